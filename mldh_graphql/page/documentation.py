"""Descriptions: Markdown that people wrote, as HTML that can do no harm."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from mldh_graphql.page.addresses import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.rules_core import StateCore

_HEADINGS_BELOW = 2
"""A description stands under the page's own headings."""


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # HTML in it stays text, and so do links that lead elsewhere than to the web.
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.validateLink = lambda url: web_address(url) is not None  # type: ignore[method-assign]  # as its documentation says
    markdown.core.ruler.push("tame", _tame)
    return markdown


def documentation(text: str) -> Markup:
    """Return a description as HTML.

    Nothing in it can run, and showing it loads nothing: HTML stays text, pictures become links, and
    links lead to the web or nowhere.

    Args:
        text: Markdown, as DataHub keeps descriptions.
    """
    return Markup(_markdown().render(text))  # noqa: S704 - made from escaped text only


def _tame(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _HEADINGS_BELOW)}"
        if token.children:
            token.children = list(_with_links_for_pictures(token.children))


def _with_links_for_pictures(tokens: Iterable[Token]) -> Iterable[Token]:
    inside = False
    for token in tokens:
        if token.type == "link_open":
            token.attrSet("rel", "noopener noreferrer nofollow")
        inside = token.type == "link_open" or (inside and token.type != "link_close")
        if token.type != "image":
            yield token
            continue
        address = str(token.attrGet("src") or "")
        text = Token("text", "", 0)
        text.content = token.content or address
        if inside:
            yield text
            continue
        opened = Token("link_open", "a", 1)
        opened.attrSet("href", address)
        opened.attrSet("rel", "noopener noreferrer nofollow")
        yield from (opened, text, Token("link_close", "a", -1))
