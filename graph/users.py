"""Local users: the people of this house, who get playlists."""

from __future__ import annotations

from ..core.errors import InputError, UnknownNode
from ..core.ids import UserId
from .store import GraphStore, Row


def local_user(store: GraphStore, name: UserId, timezone: str | None = None) -> Row:
    """Return ``{id, timezone, tracks, weeks}`` of a local user, made when new.

    Parameters
    ----------
    store : GraphStore
    name : UserId
    timezone : str, optional
        An IANA name, checked by the caller; None leaves what there is.

    Raises
    ------
    InputError
        If the name is a community listener's.
    """
    refuse_community(store, name)
    return store.write("ingest/local_user", user=name, timezone=timezone)[0]


def refuse_community(store: GraphStore, name: str) -> None:
    """Raise `InputError` when `name` is a community listener's: they do not become local so."""
    if store.value("read/is_local", user=name) is False:
        raise InputError(f"{name!r} is a community listener here; choose another name")


def known_user(store: GraphStore, name: str) -> Row:
    """Return ``{id, timezone, tracks, local}`` of a user.

    Raises
    ------
    UnknownNode
        If there is none; it lists some local users.
    """
    if found := store.read("read/user", user=name):
        return found[0]
    local = [row["id"] for row in store.read("read/local_users")]
    offered = ", ".join(local[:10]) or "nobody yet; import a history first"
    raise UnknownNode("user", name, hint=f"local users: {offered}")
