"""A picture as one page that opens offline: nothing is fetched, and only its own script runs."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from mldh_graphql.pictures.svg import svg_of
from mldh_graphql.pictures.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql.pictures.picture import Picture
    from mldh_graphql.urns import Urn

__all__ = ["html_of"]

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<div class="tools" hidden>
<input id="search" type="search" placeholder="Find (press /)" aria-label="Find an entity"
 autocomplete="off" spellcheck="false">
<output id="count" for="search"></output>
<button id="farther" type="button" aria-label="Zoom out" title="Zoom out (-)">−</button>
<button id="closer" type="button" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button id="fit" type="button" title="Show all of it (0)">Fit</button>
</div>
</header>
<main>
<div id="view">
{svg}</div>
<aside id="details" role="region" aria-live="polite" hidden></aside>
</main>
<script type="application/json" id="data">{data}</script>
<script>{js}</script>
</body>
</html>
"""

_STYLE: Final = re.compile("<style>(.*?)</style>", re.DOTALL)


def html_of(picture: Picture, href: Callable[[Urn], str] | None = None) -> str:
    """Draw a picture as a page; see `Picture.html`."""
    svg = svg_of(picture, interactive=True)
    css, js = _asset("viewer.css"), _asset("viewer.js")
    # Should anything slip through the escaping, the browser still runs no script but this one.
    styles = " ".join(_hash(style) for style in (css, *_STYLE.findall(svg)))
    policy = (
        f"default-src 'none'; script-src {_hash(js)}; style-src {styles};"
        " base-uri 'none'; form-action 'none'"
    )
    title = escape(printable(picture.title))
    return _PAGE.format(
        policy=policy, title=title, css=css, svg=svg, data=_data(picture, href), js=js
    )


def _data(picture: Picture, href: Callable[[Urn], str] | None) -> str:
    ids = {urn: f"n{number}" for number, urn in enumerate(picture.nodes)}
    frame_of = {urn: frame for frame, urns in picture.frames.items() for urn in urns}
    nodes = [
        {
            "id": ids[urn],
            "urn": urn,
            "name": printable(node.name),
            "kind": printable(node.kind),
            "badges": [printable(badge) for badge in node.badges],
            "fields": [list(each) for each in node.fields],
            "frame": ids[frame_of[urn]] if urn in frame_of else None,
            "href": None if href is None else href(urn),
        }
        for urn, node in picture.nodes.items()
    ]
    edges = [[ids[edge.upstream], ids[edge.downstream]] for edge in picture.edges]
    root = None if picture.root is None else ids[picture.root]
    text = json.dumps({"nodes": nodes, "edges": edges, "root": root}, separators=(",", ":"))
    # In a script only "<" could end it; as an escape it means the same to JSON.
    return text.replace("<", r"\u003c")


@cache
def _asset(name: str) -> str:
    return (files("mldh_graphql.pictures") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
