"""How pages, feeds and sitemaps of the demo world's web are set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from .prose import Piece

_ALBUM = re.compile(r"_([^_]+)_")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} | {site}</title>
{head}
</head>
<body>
{body}
</body>
</html>
"""
_MAGAZINE = """<header><a class="logo" href="/">Lantern Post</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/feed.xml">Feed</a></li>
<li><a href="/search?q=">Search</a></li><li><a href="/subscribe">Subscribe</a></li></ul></nav>
</header>
<main>{main}</main>
<aside class="sidebar"><h3>Most read</h3><ul>{beside}</ul>
<form class="newsletter"><label>Sign up for our newsletter</label><input name="email"></form>
</aside>
<footer><p>Copyright Lantern Post. All rights reserved. Privacy policy. Cookie settings.</p>
</footer>"""
_BLOG = """<div id="top"><h1><a href="/">tape hiss</a></h1>
<p class="tagline">kept by one person</p></div>
<div id="content">{main}</div>
<div id="sidebar"><h4>Archive</h4><ul><li><a href="{calendar}">Calendar</a></li></ul>
<h4>Elsewhere</h4><ul>{beside}</ul></div>
<div id="footer">Powered by a small machine. Subscribe by <a href="/atom.xml">Atom</a>.</div>"""
_WIKI = """<div id="mw-navigation"><ul><li><a href="/wiki/Main_Page">Main page</a></li>
<li><a href="/w/index.php?title=Special:Random">Random article</a></li></ul></div>
<div id="content"><h1 id="firstHeading">{title}</h1><div id="mw-content-text">{main}</div>
<div id="catlinks">{beside}</div></div>
<div id="footer">Text is free. About. Disclaimers.</div>"""
_SHOP = """<div class="shopbar"><a href="/">Rack and Ruin Records</a>
<a href="/cart">Cart (0)</a></div>
<div class="product">{main}</div><div class="others"><ul>{beside}</ul></div>
<div class="foot">Free shipping over 40. Terms and conditions.</div>"""


@dataclass(frozen=True)
class Leaf:
    """A piece at its address.

    Parameters
    ----------
    site : str
        Host.
    path : str
    piece : Piece
    published_at : int [s since 1970]
    """

    site: str
    path: str
    piece: Piece
    published_at: int

    @property
    def url(self) -> str:
        """The whole address."""
        return f"http://{self.site}{self.path}"

    @property
    def day(self) -> datetime:
        """When it came out."""
        return datetime.fromtimestamp(self.published_at, UTC)


def article(leaf: Leaf, beside: Sequence[Leaf]) -> str:
    """Return a magazine's page: an article element, and its date as JSON-LD."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": leaf.piece.title,
        "datePublished": leaf.day.isoformat(),
    }
    data = json.dumps(facts).replace("<", "\\u003c")
    head = (
        f'<link rel="canonical" href="{leaf.url}">\n'
        f'<script type="application/ld+json">{data}</script>'
    )
    main = f"<article><h1>{escape(leaf.piece.title)}</h1>{_paragraphs(leaf.piece)}</article>"
    body = _MAGAZINE.format(main=main, beside=links(beside))
    return _PAGE.format(title=escape(leaf.piece.title), site="Lantern Post", head=head, body=body)


def post(leaf: Leaf, beside: Sequence[Leaf], calendar: str) -> str:
    """Return a blog's page, with a link that says the same page in another way."""
    head = f'<meta property="article:published_time" content="{leaf.day.isoformat()}">'
    main = (
        f'<div class="post"><h2>{escape(leaf.piece.title)}</h2>{_paragraphs(leaf.piece)}</div>'
        f'<p class="meta"><a href="{leaf.path}?replytocom={leaf.published_at % 97}">Reply</a></p>'
    )
    body = _BLOG.format(main=main, beside=links(beside), calendar=calendar)
    return _PAGE.format(title=escape(leaf.piece.title), site="tape hiss", head=head, body=body)


def entry(leaf: Leaf, box: Iterable[tuple[str, str]], beside: Sequence[Leaf], list_: str) -> str:
    """Return a wiki's page: a box of facts, sections, and neighbours to see."""
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in box)
    lead, *sections = (_paragraph(text) for text in leaf.piece.paragraphs)
    heads = ("History", "Reception", "Style", "Legacy")
    edit = f'<a href="/w/index.php?title={leaf.path[6:]}&amp;action=edit">edit</a>'
    main = (
        f'<table class="infobox">{rows}</table>{lead}'
        + "".join(
            f"<h2>{head} [{edit}]</h2>{text}" for head, text in zip(heads, sections, strict=False)
        )
        + f'<div class="navbox" role="navigation"><ul>{links(beside)}</ul></div>'
    )
    title = escape(leaf.piece.title)
    body = _WIKI.format(title=title, main=main, beside=f'<a href="{list_}">{list_[6:]}</a>')
    return _PAGE.format(title=title, site="Wiki", head="", body=body)


def ware(leaf: Leaf, beside: Sequence[Leaf]) -> str:
    """Return a shop's page."""
    title = escape(leaf.piece.title)
    main = f"<h1>{title}</h1>{_paragraphs(leaf.piece)}<button>Add to cart</button>"
    body = _SHOP.format(main=main, beside=links(beside))
    return _PAGE.format(title=title, site="Rack and Ruin Records", head="", body=body)


def listing(frame: str, title: str, leaves: Sequence[Leaf], more: Sequence[str] = ()) -> str:
    """Return a page that leads to others, in the frame of a site: "magazine", "blog" or so."""
    onward = "".join(f'<li><a href="{path}">{path}</a></li>' for path in more)
    main = f"<ul>{links(leaves)}{onward}</ul>"
    frames = {"magazine": _MAGAZINE, "blog": _BLOG, "wiki": _WIKI, "shop": _SHOP}
    body = frames[frame].format(title=escape(title), main=main, beside="", calendar=more[-1:] or "")
    return _PAGE.format(title=escape(title), site=frame, head="", body=body)


def rss(leaves: Sequence[Leaf]) -> str:
    """Return an RSS 2.0 feed."""
    items = "".join(
        f"<item><title>{escape(leaf.piece.title)}</title><link>{leaf.url}</link>"
        f"<guid>{leaf.url}</guid><pubDate>{format_datetime(leaf.day)}</pubDate></item>\n"
        for leaf in leaves
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Lantern Post</title><link>http://{leaves[0].site}/</link>"
        f"<description>Records, mostly</description>\n{items}</channel></rss>\n"
    )


def atom(leaves: Sequence[Leaf]) -> str:
    """Return an Atom feed."""
    entries = "".join(
        f'<entry><title>{escape(leaf.piece.title)}</title><link href="{leaf.url}"/>'
        f"<id>{leaf.url}</id><published>{leaf.day.isoformat()}</published>"
        f"<updated>{leaf.day.isoformat()}</updated></entry>\n"
        for leaf in leaves
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>tape hiss</title><id>http://{leaves[0].site}/</id>"
        f"<updated>{leaves[0].day.isoformat()}</updated>\n{entries}</feed>\n"
    )


def sitemap(leaves: Sequence[Leaf]) -> str:
    """Return a sitemap with dates."""
    urls = "".join(
        f"<url><loc>{leaf.url}</loc><lastmod>{leaf.day.date()}</lastmod></url>\n" for leaf in leaves
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def links(leaves: Iterable[Leaf]) -> str:
    """Return list items that lead to pages."""
    return "".join(
        f'<li><a href="{leaf.path}">{escape(leaf.piece.title)}</a></li>' for leaf in leaves
    )


def _paragraphs(piece: Piece) -> str:
    return "\n".join(map(_paragraph, piece.paragraphs))


def _paragraph(text: str) -> str:
    marked = _ALBUM.sub(r"<em>\1</em>", escape(text, quote=False))
    return f"<p>{marked}</p>"
