"""The way in: which paths lead to the page, which is made when somebody first looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute
    from starlette.types import Receive, Scope, Send

    from mldh_graphql.page.site import Site
    from mldh_graphql.server.auth import Authenticator
    from mldh_graphql.session import HTTPTransport

_PATHS: Final = (
    "/",
    "/browse/{kind}",
    "/entity/{urn:path}",
    "/sign-in",
    "/sign-out",
    "/page/{file}",
    "/graphiql",
    "/api/graphiql",
    "/api/graphiql/here",
    "/api/graphiql/schema",
    "/api/graphiql/schema/{type}",
)


class PageDoor:
    """Leads to the page.

    Most servers are started by tests, which never look; so nothing is imported before a browser
    comes.

    Args:
        authenticator: Who may come in.
        host: The address that the server listens on.
    """

    _seen: HTTPTransport
    _unseen: HTTPTransport

    def __init__(self, *, authenticator: Authenticator, host: str) -> None:
        self._authenticator = authenticator
        self._host = host
        self._site: Site | None = None

    def connect(self, *, seen: HTTPTransport, unseen: HTTPTransport) -> None:
        """Say how to reach the API, of whose application the page is a part.

        Args:
            seen: Leads there as everyone comes: for what a visitor asks.
            unseen: Leads there without being recorded: for what the page itself asks.
        """
        self._seen = seen
        self._unseen = unseen

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """The paths that the API must leave to the page."""
        return [Route(path, self) for path in _PATHS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser."""
        if self._site is None:
            try:
                from mldh_graphql.page.site import Site  # noqa: PLC0415 - see the class
            except ModuleNotFoundError as missing:
                package = (missing.name or "").partition(".")[0]
                if package == "mldh_graphql":
                    raise
                answer = PlainTextResponse(
                    f"The page needs {package}: pip install mldh-graphql[local]\n", 503
                )
                await answer(scope, receive, send)
                return
            self._site = Site(
                unseen=self._unseen,
                seen=self._seen,
                authenticator=self._authenticator,
                host=self._host,
            )
        await self._site(scope, receive, send)

    async def aclose(self) -> None:
        """Let go of what the page holds."""
        if self._site is not None:
            await self._site.aclose()
            self._site = None
