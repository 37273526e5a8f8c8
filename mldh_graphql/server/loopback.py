"""A server for one computer: by which names it is called, and which web sites may ask it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_REFUSED = "This DataHub is for one computer only: pages of other sites may not ask it.\n"


def is_loopback(host: str | None) -> bool:
    """Return whether a host's name or address leads to the computer that asks.

    Args:
        host: A name, or an address without brackets; ``None`` leads nowhere.
    """
    if not host:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(address: str) -> str | None:
    """Return the host that an address names, in lower case; ``None`` if it names none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


class OwnPagesOnly:
    """Keeps web sites from writing to a server that listens to one computer and asks no token.

    A page of any site can make its visitor's browser send requests to that computer, and DataHub
    takes them whatever their content type. Browsers say which page is behind such a request;
    programs say nothing, and are let through.

    Args:
        app: What answers everybody else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, unless a page of another site is behind it."""
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        if origin is not None and not is_loopback(host_of(origin)):
            await PlainTextResponse(_REFUSED, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)
