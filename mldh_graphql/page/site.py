"""The page's application: what each of its addresses shows, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mldh_graphql.errors import (
    DataHubMLError,
    EntityNotFoundError,
    GraphQLError,
    InvalidUrnError,
    UnsupportedServerError,
)
from mldh_graphql.page.addresses import browse_address, own_address
from mldh_graphql.page.catalogue import LAST_RESULT, Catalogue
from mldh_graphql.page.entity_view import entity_view
from mldh_graphql.page.examples import EXAMPLES
from mldh_graphql.page.explorer import Operation, Result, formatted, run
from mldh_graphql.page.kinds import BY_SLUG
from mldh_graphql.page.picture import DEPTHS
from mldh_graphql.page.rendering import file, page
from mldh_graphql.page.schema_guide import SchemaGuide
from mldh_graphql.page.suggestions import Suggestions, suggestions
from mldh_graphql.page.visitors import Visitors
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from mldh_graphql.server.auth import Authenticator
    from mldh_graphql.session import HTTPTransport

_OVERVIEW: Final = 10
"""So many of each kind are shown where the page begins."""

_LIST: Final = 25
_LARGEST_FORM: Final = 4 * 2**20
_USUAL_DEPTH: Final = 3


class Site:
    """Answers browsers.

    Args:
        unseen: Leads to the API, which then records nothing: for what the page itself asks.
        seen: Leads to the API as everyone sees it: for what a visitor asks.
        authenticator: Who may come in.
        host: The address that the server listens on.
    """

    def __init__(
        self,
        *,
        unseen: HTTPTransport,
        seen: HTTPTransport,
        authenticator: Authenticator,
        host: str,
    ) -> None:
        self._unseen = unseen
        self._seen = seen
        self._visitors = Visitors(authenticator, host)
        self._guide: SchemaGuide | None = None
        self._catalogues: dict[str | None, Catalogue] = {}
        self._app = Starlette(
            routes=[
                Route("/", self._guarded(self._overview)),
                Route("/browse/{kind}", self._guarded(self._browse)),
                Route("/entity/{urn:path}", self._guarded(self._entity)),
                Route("/sign-in", self._sign_in, methods=["GET", "POST"]),
                Route("/sign-out", self._sign_out, methods=["POST"]),
                Route("/graphiql", _to_explorer),
                Route("/api/graphiql", self._guarded(self._explorer), methods=["GET", "POST"]),
                Route("/api/graphiql/here", self._guarded(self._here), methods=["POST"]),
                Route("/api/graphiql/schema", self._guarded(self._schema)),
                Route("/api/graphiql/schema/{type}", self._guarded(self._schema)),
                Route("/page/{file}", _file),
            ],
            exception_handlers={Exception: self._bug},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._app(scope, receive, send)

    async def aclose(self) -> None:
        """Close the clients."""
        while self._catalogues:
            await self._catalogues.popitem()[1].aclose()

    def _guarded(
        self, show: Callable[[Request, Catalogue], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """``show``, for visitors with a token where one is needed; errors become pages."""

        async def endpoint(request: Request) -> Response:
            if not self._visitors.is_expected_host(request):
                return _other_name()
            token = self._visitors.token_of(request)
            if token is None and self._visitors.need_token:
                return self._form(request, status=401, leads_to=_address_of(request))
            try:
                return await show(request, self._catalogue(token))
            except DataHubMLError as error:
                return self._problem(request, error)

        return endpoint

    def _catalogue(self, token: str | None) -> Catalogue:
        # As many as the server has tokens: others do not come so far.
        if token not in self._catalogues:
            self._catalogues[token] = Catalogue(self._unseen, token)
        return self._catalogues[token]

    async def _overview(self, request: Request, catalogue: Catalogue) -> Response:
        query, removed = _asked(request)
        found = await catalogue.overview(query, removed=removed, size=_OVERVIEW)
        return self._page("overview.html", request, found=found, query=query, removed=removed)

    async def _browse(self, request: Request, catalogue: Catalogue) -> Response:
        kind = BY_SLUG.get(request.path_params["kind"])
        if kind is None:
            return self._nothing(request)
        query, removed = _asked(request)
        number = min(_number(request, "page", 1), LAST_RESULT // _LIST)
        found = await catalogue.listing(kind, query, removed=removed, number=number, size=_LIST)
        if number > found[kind].last:
            address = browse_address(kind, query=query, removed=removed, page=found[kind].last)
            return RedirectResponse(address, 303)
        return self._page(
            "browse.html", request, found=found, kind=kind, query=query, removed=removed
        )

    async def _entity(self, request: Request, catalogue: Catalogue) -> Response:
        text = request.path_params["urn"]
        if not text.startswith("urn:li:") or text.count(":") < 3:
            return self._nothing(request, f"“{text}” is not the URN of an entity.")
        view = await entity_view(
            catalogue,
            Urn.returned(text),
            tab=request.query_params.get("tab", ""),
            number=_number(request, "page", 1),
            depth=_number(request, "depth", _USUAL_DEPTH),
        )
        status = 200 if view.exists else 404
        return self._page("entity.html", request, status=status, view=view, depths=DEPTHS)

    async def _explorer(self, request: Request, _catalogue: Catalogue) -> Response:
        if request.method != "POST":
            return self._explorer_page(request, Operation.of(request.query_params), None)
        if not self._visitors.is_own_form(request):
            return _other_site()
        sent = await _form_of(request)
        if not sent:
            return self._message(request, 413, "Too long", "An operation can have 4 MiB.")
        operation = Operation.of(sent)
        if sent.get("do") == "format":
            return self._explorer_page(request, *formatted(operation))
        result = await run(self._seen, self._visitors.token_of(request), operation)
        return self._explorer_page(request, operation, result)

    def _explorer_page(
        self, request: Request, operation: Operation, result: Result | None
    ) -> Response:
        return self._page(
            "explorer.html",
            request,
            operation=operation,
            result=result,
            examples=EXAMPLES,
            place="explorer",
        )

    async def _here(self, request: Request, catalogue: Catalogue) -> Response:
        before = (await _form_of(request)).get("before", "")
        guide = await self._known_guide(catalogue)
        found = suggestions(guide.schema, before) if guide else Suggestions()
        is_type = guide is not None and guide.type(found.of) is not None
        return page("here.html", here=found, is_type=is_type)

    async def _known_guide(self, catalogue: Catalogue) -> SchemaGuide | None:
        if self._guide is None:
            try:
                self._guide = SchemaGuide(await catalogue.introspected())
            except (GraphQLError, UnsupportedServerError):
                return None  # Introspection is switched off.
        return self._guide

    async def _schema(self, request: Request, catalogue: Catalogue) -> Response:
        guide = await self._known_guide(catalogue)
        if guide is None:
            message = "This server does not describe its schema: introspection is switched off."
            return self._message(request, 404, "No schema", message)
        name = request.path_params.get("type")
        type_ = None if name is None else guide.type(name)
        if name is not None and type_ is None:
            return self._nothing(request, f"The schema has no type {name}.")
        named = request.query_params.get("named", "").strip()
        return self._page(
            "schema.html",
            request,
            type=type_,
            types=guide.names(named),
            named=named,
            roots=guide.roots,
            place="explorer",
        )

    async def _sign_in(self, request: Request) -> Response:
        if not self._visitors.is_expected_host(request):
            return _other_name()
        if not self._visitors.need_token:
            return RedirectResponse("/", 303)
        if request.method == "GET":
            return self._form(request)
        if not self._visitors.is_own_form(request):
            return _other_site()
        sent = await _form_of(request)
        token, leads_to = sent.get("token", "").strip(), own_address(sent.get("next"))
        if not self._visitors.is_token(token):
            return self._form(request, status=401, leads_to=leads_to, refused=True)
        response = RedirectResponse(leads_to, 303)
        self._visitors.sign_in(request, response, token)
        return response

    async def _sign_out(self, request: Request) -> Response:
        if not self._visitors.is_own_form(request):
            return _other_site()
        response = RedirectResponse("/sign-in", 303)
        self._visitors.sign_out(request, response)
        return response

    def _form(
        self, request: Request, *, status: int = 200, leads_to: str = "/", refused: bool = False
    ) -> Response:
        return self._page(
            "sign_in.html", request, status=status, leads_to=leads_to, refused=refused
        )

    def _problem(self, request: Request, error: DataHubMLError) -> Response:
        if isinstance(error, EntityNotFoundError | InvalidUrnError):
            return self._nothing(request, str(error))
        status = 400 if isinstance(error, GraphQLError) else 500
        return self._message(request, status, "This did not work", str(error))

    async def _bug(self, request: Request, _error: Exception) -> Response:
        # The server's log has the rest.
        return self._message(request, 500, "This did not work", "The page has a bug.")

    def _nothing(self, request: Request, message: str = "Nothing is shown here.") -> Response:
        return self._message(request, 404, "Not found", message)

    def _message(self, request: Request, status: int, title: str, message: str) -> Response:
        return self._page("message.html", request, status=status, title=title, message=message)

    def _page(
        self, template: str, request: Request, *, status: int = 200, **values: object
    ) -> Response:
        signed_in = self._visitors.need_token and self._visitors.token_of(request) is not None
        usual: dict[str, object] = {
            "kind": None,
            "origin": str(request.base_url).rstrip("/"),
            "place": None,
            "query": "",
            "search_address": request.url.path if "found" in values else "/",
            "signed_in": signed_in,
            "visible": signed_in or not self._visitors.need_token,
        }
        return page(template, status=status, **usual | values)


async def _file(request: Request) -> Response:
    return file(request.path_params["file"]) or Response(status_code=404)


async def _to_explorer(_request: Request) -> Response:
    return RedirectResponse("/api/graphiql", 307)


def _other_site() -> Response:
    return Response("This form belongs to another site.\n", 403, media_type="text/plain")


def _other_name() -> Response:
    return Response(
        "This DataHub asks for no token and is for this computer only, so its pages are shown "
        "under its own names only: open it as http://localhost or http://127.0.0.1.\n",
        421,
        media_type="text/plain",
    )


def _address_of(request: Request) -> str:
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    path = raw.decode("latin-1").partition("?")[0]
    return own_address(f"{path}?{request.url.query}" if request.url.query else path)


def _asked(request: Request) -> tuple[str, bool]:
    return request.query_params.get("q", "").strip(), request.query_params.get("removed") == "1"


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else default


async def _form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form; the first value of each."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}
