"""The page's own addresses, and which addresses elsewhere may become links."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from mldh_graphql.page.kinds import Kind

_READABLE = ":(),"
"""Characters of URNs that a path may hold as they are."""


def entity_address(urn: str, tab: str | None = None, **query: str | int) -> str:
    """Return where an entity is shown.

    Args:
        urn: The entity.
        tab: Which of its tabs; without, the first one.
        query: What else the address says.
    """
    asked = {**({"tab": tab} if tab else {}), **query}
    tail = f"?{urlencode(asked)}" if asked else ""
    return f"/entity/{quote(urn, safe=_READABLE)}{tail}"


def browse_address(
    kind: Kind | None, *, query: str = "", page: int = 1, removed: bool = False
) -> str:
    """Return where entities are listed.

    Args:
        kind: Which kind; ``None`` for an overview of all.
        query: What is searched for.
        page: Which page of the list.
        removed: Whether soft-deleted ones are listed, too.
    """
    asked: dict[str, str | int] = {}
    if query:
        asked["q"] = query
    if removed:
        asked["removed"] = 1
    if page > 1:
        asked["page"] = page
    path = "/" if kind is None else f"/browse/{kind.slug}"
    return f"{path}?{urlencode(asked)}" if asked else path


def web_address(text: str | None) -> str | None:
    """Return the text if a browser may be sent there; ``None`` if it is no web address."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    return text


def own_address(text: str | None) -> str:
    """Return the text if it is an address on this server, else where the page begins."""
    # Browsers read a backslash as a slash, and two slashes as the beginning of a host's name.
    if not text or not text.startswith("/") or text[1:2] in ("/", "\\") or not text.isprintable():
        return "/"
    return text
