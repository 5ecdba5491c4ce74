"""Packages that come with the extra `audio`, asked for when first needed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ..core.errors import AudioError


def need(module: str) -> ModuleType:
    """Return `module`, imported.

    Call it at the door, before what imports the package at its head is imported itself.

    Raises
    ------
    AudioError
        If it is not installed, or cannot be loaded here.

    Examples
    --------
    >>> need("math").floor(2.5)
    2
    """
    try:
        return import_module(module)
    except ImportError as err:
        raise AudioError(
            f"sound needs the package {module!r}, which cannot be imported ({err}); "
            "install it with: pip install 'discograph[audio]'"
        ) from err
