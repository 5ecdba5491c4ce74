"""Only public addresses are connected to, and the very ones that were checked."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet import address as tcp
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock

from discograph.nlp.crawl.addresses import CheckedResolver, is_public

PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.1.1.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1
100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1 3fff::1 fc00::1 fd12::1 fe80::1 fe80::1%lo
fec0::1 ff02::1 5f00::1 4000::1
localhost example.com 127.1 2130706433
"""
PUBLIC = "1.1.1.1 8.8.8.8 172.32.0.1 2606:4700::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_what_is_public_is_not(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_in_another_is_no_more_public(ip: IPv4Address) -> None:
    four = int(ip)
    for inside in (
        IPv6Address(0xFFFF << 32 | four),
        IPv6Address(int(IPv6Address("64:ff9b::")) | four),
        IPv6Address(0x2002 << 112 | four << 80),
    ):
        assert is_public(str(inside)) == is_public(str(ip))
    assert not is_public(str(IPv6Address(four)))


class Names:
    """A name service that answers anew each time."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int, *_: object) -> Any:  # noqa: N802
        receiver.resolutionBegan(None)
        for found in self.answers.pop(0):
            kind = tcp.IPv6Address if ip_address(found).version == 6 else tcp.IPv4Address
            receiver.addressResolved(kind("TCP", found, port))
        receiver.resolutionComplete()


def connected(names: Names, times: int, **connect_to: str) -> tuple[list[Any], dict[str, str]]:
    """Return where Twisted connects to, and who was refused."""
    refused: dict[str, str] = {}
    reactor: Any = MemoryReactorClock()  # type: ignore[no-untyped-call]
    hosts = {name.replace("_", "."): to for name, to in connect_to.items()}
    reactor.nameResolver = CheckedResolver(names, hosts, refused)
    factory: Any = Factory()
    for _ in range(times):
        tried = HostnameEndpoint(reactor, b"a.example", 80).connect(factory)
        tried.addErrback(lambda failure: None)
        reactor.advance(5)
    return [client[:2] for client in reactor.tcpClients], refused


def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    names = Names(["8.8.8.8"], ["127.0.0.1"])
    assert connected(names, 2) == ([("8.8.8.8", 80)], {"a.example": "127.0.0.1"})
    assert names.answers == []  # one look-up a connection


def test_one_private_address_among_others_refuses_the_name() -> None:
    for private in ("10.0.0.1", "::1", "::ffff:169.254.169.254"):
        names = Names(["8.8.8.8", private, "1.1.1.1"])
        assert connected(names, 1) == ([], {"a.example": private})


def test_a_name_that_is_public_again_is_let_in() -> None:
    names = Names(["10.0.0.1"], ["8.8.8.8"])
    assert connected(names, 2) == ([("8.8.8.8", 80)], {})


def test_what_the_user_allows_is_connected_to_as_told() -> None:
    assert connected(Names(), 1, a_example="127.0.0.1:8080") == ([("127.0.0.1", 8080)], {})
