"""Who looks at the page: by which name they reached it, and with which token."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from mldh_graphql.server.loopback import host_of, is_loopback

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.auth import Authenticator

_REMEMBERED: Final = 1000
"""So many visitors are known at once; who came longest ago must sign in again."""

_IN_PROCESS: Final = "local-datahub"


class Visitors:
    """Knows who has signed in.

    A browser holds only a random number that stands for the token, and only for this server, so
    the token is in no cookie, address or log.

    Args:
        authenticator: Who may come in.
        host: The address that the server listens on.
    """

    def __init__(self, authenticator: Authenticator, host: str) -> None:
        self._authenticator = authenticator
        self._host = host.lower()
        self._tokens: OrderedDict[str, str] = OrderedDict()

    @property
    def need_token(self) -> bool:
        """Whether anyone is asked for a token at all."""
        return bool(self._authenticator.tokens)

    def is_expected_host(self, request: Request) -> bool:
        """Return whether the server was called by a name of its own.

        A web site can make its name lead to this computer, and would then be allowed to read the
        answers. Only a server that asks for no token and listens to this computer alone has to
        care: others are reached by names that it cannot know, and the browser sends no site what
        another one signed in with.
        """
        if self.need_token or not is_loopback(self._host):
            return True
        name = host_of(f"//{request.headers.get('host', '')}")
        return name in (self._host, _IN_PROCESS) or is_loopback(name)

    @staticmethod
    def is_own_form(request: Request) -> bool:
        """Return whether what is sent comes from a page of this server.

        Programs do not say where they come from, and are believed.
        """
        origin = request.headers.get("origin")
        if origin is None:
            return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        return urlsplit(origin).netloc == request.headers.get("host")

    def token_of(self, request: Request) -> str | None:
        """Return the token that a visitor signed in with, or sends; ``None`` if there is none."""
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(sent.strip()):
            return sent.strip()
        number = request.cookies.get(_cookie(request), "")
        token = self._tokens.get(number)
        if token is not None:
            self._tokens.move_to_end(number)
        return token

    def is_token(self, token: str) -> bool:
        """Return whether a token opens this server."""
        return self._authenticator.actor({"authorization": f"Bearer {token}"}) is not None

    def sign_in(self, request: Request, response: Response, token: str) -> None:
        """Remember a visitor who showed a token that is good."""
        number = secrets.token_urlsafe(32)
        self._tokens[number] = token
        while len(self._tokens) > _REMEMBERED:
            self._tokens.popitem(last=False)
        response.set_cookie(
            _cookie(request),
            number,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )

    def sign_out(self, request: Request, response: Response) -> None:
        """Forget a visitor."""
        self._tokens.pop(request.cookies.get(_cookie(request), ""), None)
        response.delete_cookie(_cookie(request), httponly=True, samesite="strict")


def _cookie(request: Request) -> str:
    # Cookies are shared by all ports of a computer, and each may have a DataHub of its own.
    return f"mldh_visitor_{request.url.port or request.url.scheme}"
