"""A visitor without a browser: asks for pages, and reads what they say."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx

from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Shown(HTMLParser):
    """A page as people see it.

    Attributes:
        text: All words, without markup.
        links: Where its links lead, by their text.
        title: What the browser's tab says.
    """

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.links: dict[str, str] = {}
        self._words: list[str] = []
        self._hidden = 0
        self._link: str | None = None
        self._link_text = ""
        self.title = ""
        self._in_title = False
        self.feed(response.text)
        self.text = re.sub(r"\s+", " ", " ".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where links begin, and what is not shown."""
        self._hidden += tag in ("script", "style")
        self._in_title = self._in_title or (tag == "title" and not self.title)
        if tag == "a":
            self._link, self._link_text = dict(attrs).get("href"), ""

    def handle_endtag(self, tag: str) -> None:
        """Note where links end."""
        self._hidden -= tag in ("script", "style")
        self._in_title = self._in_title and tag != "title"
        if tag == "a" and self._link is not None:
            self.links.setdefault(" ".join(self._link_text.split()), self._link)
            self._link = None

    def handle_data(self, data: str) -> None:
        """Note words."""
        if self._in_title:
            self.title += data
        elif not self._hidden:
            self._words.append(data)
            self._link_text += data


@dataclass(frozen=True, slots=True)
class Visitor:
    """Looks at the pages of a server."""

    datahub: LocalDataHub
    http: httpx.AsyncClient

    async def see(self, address: str, *, status: int = 200) -> Shown:
        """Open a page, which must be answered so."""
        response = await self.http.get(address)
        assert response.status_code == status, response.text
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        return Shown(response)


@asynccontextmanager
async def visiting(**options: Any) -> AsyncIterator[Visitor]:
    """A server with these options, and somebody who looks at it."""
    async with (
        LocalDataHub(**options) as datahub,
        httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http,
    ):
        yield Visitor(datahub, http)
