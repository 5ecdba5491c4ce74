"""What pages share: templates in which data stays text, one style, and a policy of their own."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.templates import templates

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


def render(name: str, filters: dict[str, Callable[..., Any]], **given: Any) -> str:
    """Return the HTML of a template with its style and script, which its policy lets alone.

    Parameters
    ----------
    name : str
        Of ``NAME.html``, ``NAME.css`` and ``NAME.js``; every page has ``base.css`` too.
    filters : dict of str to callable
        What the template calls, beside `cut`.
    **given
        What the template tells.
    """
    style = _text("base.css") + _text(f"{name}.css")
    script = _text(f"{name}.js")
    return _template(name, tuple(filters.items())).render(
        style=style, script=script, style_hash=_hash(style), script_hash=_hash(script), **given
    )


def cut(text: str, longest: int) -> str:
    """Return a text as one line of at most `longest` characters."""
    line = " ".join(_UNWRITABLE.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


@cache
def _template(name: str, filters: tuple[tuple[str, Callable[..., Any]], ...]) -> Template:
    house = templates(HERE, _written)
    house.filters.update(filters, cut=cut)
    return house.get_template(f"{name}.html")


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _written(value: Any) -> Any:
    """Return a value as HTML can hold it: without what no document may contain."""
    if type(value) is str:
        return _UNWRITABLE.sub(" ", value)
    return value


def _hash(text: str) -> str:
    """Return how a policy names the one inline text that it allows."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
