"""Which addresses may be connected to: a name is resolved once, and what was checked is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from twisted.internet import address as tcp
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_DOCUMENTATION = IPv6Network("3fff::/20")  # newer than the tables of Python 3.11


def is_public(address: str) -> bool:
    """Tell whether an IP address is a global unicast one, as all addresses embedded in it are.

    >>> is_public("198.51.100.7"), is_public("8.8.8.8"), is_public("::ffff:127.0.0.1")
    (False, True, False)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return _is_public6(ip) if isinstance(ip, IPv6Address) else _is_public4(ip)


def _is_public4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _is_public6(ip: IPv6Address) -> bool:
    if (mapped := ip.ipv4_mapped) is not None:
        return _is_public4(mapped)
    if ip in _NAT64:
        return _is_public4(IPv4Address(int(ip) & 0xFFFFFFFF))
    if (inner := ip.sixtofour) is not None:
        return _is_public4(inner)
    # Teredo (2001::/32) and such are not global; scoped and site-local ones are not in 2000::/3.
    return ip in _GLOBAL and ip.is_global and ip not in _DOCUMENTATION


@implementer(IHostnameResolver)
class CheckedResolver:
    """Resolves names by another resolver; gives either public addresses alone, or none.

    Twisted connects to the very addresses that it is given here, at every connection: there is no
    second look-up that could answer otherwise.

    Parameters
    ----------
    resolver : IHostnameResolver
    connect_to : mapping
        Host name -> ``ip:port``, used unchecked and without a look-up.
    refused : dict
        Filled: host name -> the address for which it was refused last.
    """

    def __init__(self, resolver: Any, connect_to: Mapping[str, str], refused: dict[str, str]):
        self._resolver = resolver
        self._connect_to = {host.lower(): _tcp(address) for host, address in connect_to.items()}
        self._refused = refused

    def resolveHostName(  # noqa: N802, D102 (Twisted's name, told there)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        receiver = _Checking(resolutionReceiver, hostName, self._refused)
        if (known := self._connect_to.get(hostName.lower().rstrip("."))) is None:
            return self._resolver.resolveHostName(
                receiver, hostName, portNumber, addressTypes, transportSemantics
            )
        resolution = _Known(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        resolutionReceiver.addressResolved(known)
        resolutionReceiver.resolutionComplete()
        return resolution


@implementer(IResolutionReceiver)
class _Checking:
    """Passes addresses on when all of them have come and are public."""

    def __init__(self, receiver: Any, host: str, refused: dict[str, str]) -> None:
        self._receiver = receiver
        self._host = host
        self._refused = refused
        self._found: list[Any] = []

    def resolutionBegan(self, resolutionInProgress: Any) -> None:  # noqa: N802, N803
        self._refused.pop(self._host, None)
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        private = [found.host for found in self._found if not is_public(found.host)]
        if private:
            self._refused[self._host] = private[0]
        else:
            for found in self._found:
                self._receiver.addressResolved(found)
        self._receiver.resolutionComplete()


@implementer(IHostResolution)
class _Known:
    """A resolution that was over when it began."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: there is nothing under way."""


def _tcp(address: str) -> tcp.IPv4Address | tcp.IPv6Address:
    host, _, port = address.rpartition(":")
    ip = ip_address(host.removeprefix("[").removesuffix("]"))
    kind = tcp.IPv6Address if isinstance(ip, IPv6Address) else tcp.IPv4Address
    return kind("TCP", str(ip), int(port))
