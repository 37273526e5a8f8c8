"""The local DataHub's HTTP application: which path leads where, and who may pass."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from mldh_graphql.server.actor import SYSTEM_ACTOR, Actor
from mldh_graphql.server.config_route import config, health
from mldh_graphql.server.context import RequestContext
from mldh_graphql.server.fault_answers import fault_answer
from mldh_graphql.server.graphql import GraphQLRequest
from mldh_graphql.server.openapi import OpenAPI
from mldh_graphql.server.openapi_graph import OpenAPIGraph
from mldh_graphql.server.openapi_models import OpenAPIModels
from mldh_graphql.server.recording import RecordedRequest
from mldh_graphql.server.restli import RestLi
from mldh_graphql.server.traces import Traces
from mldh_graphql.server.wire import json_response, read_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Handler: TypeAlias = Callable[[Request, Actor], Awaitable[Response]]

UNSEEN = "mldh.unseen"
"""In the scope of a request that looks on: not recorded, hit by no fault, in need of no token."""

UNRECORDED = "mldh.unrecorded"
"""In the scope of a request by the server's own pages: not recorded, hit by no fault."""

_UNAUTHENTICATED = "Unauthorized to perform this action."


def build_app(state: ServerState, *, pages: Sequence[BaseRoute] = ()) -> Starlette:
    """Make the HTTP application of one local DataHub.

    The paths are those of DataHub's metadata service; those of its frontend (``/api/v2/graphql``,
    ``/api/gms/…``) lead to the same places.

    Args:
        state: What the server knows and how it is set up; shared with whoever holds it.
        pages: What people see, beside the API; the API's own paths come first.
    """
    doors = _Doors(state)
    # The first route that fits is taken, so those of one type's entities come after the others.
    interfaces = (OpenAPIGraph, OpenAPIModels, Traces, OpenAPI, RestLi)
    routes: list[BaseRoute] = [
        *(Route(path, doors.guarded(doors.graphql), methods=["POST"]) for path in _GRAPHQL_PATHS),
        Route("/config", config(state), methods=["GET"]),
        *(Route(path, health, methods=["GET"]) for path in _HEALTH_PATHS),
        *(
            Route(path, doors.guarded(handler), methods=[method])
            for interface in interfaces
            for method, path, handler in interface(state).routes()
        ),
    ]
    return Starlette(
        routes=[*routes, Mount("/api/gms", routes=routes), *pages],
        exception_handlers={404: doors.nothing_here, 405: doors.nothing_here},
    )


_GRAPHQL_PATHS = ("/api/graphql", "/api/v2/graphql")
_HEALTH_PATHS = (
    "/health",
    "/health/live",
    "/health/detailed",
    "/admin",
    "/openapi/up",
    "/openapi/up/",
    "/openapi/check/ready",
)


class _Doors:
    """Lets known clients in, runs GraphQL, and writes down what was asked."""

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def guarded(self, handler: Handler) -> Endpoint:
        """``handler``, for known clients only; what it answers is recorded."""

        async def endpoint(request: Request) -> Response:
            try:
                body = await request.body()
            except ClientDisconnect:
                return Response(status_code=400)  # to nobody: the client is gone
            request.state.errors = ()
            if request.scope.get(UNSEEN):
                return await handler(request, Actor(SYSTEM_ACTOR))
            if request.scope.get(UNRECORDED):
                return await self._answer(request, handler)
            status = 500
            recorder = self._state.recorder
            try:
                faults = recorder.faults
                fault = faults.next_for(_asked(request, body)) if faults else None
                if fault is None:
                    answer = await self._answer(request, handler)
                    status = answer.status_code
                else:
                    if fault.after_write:
                        await self._answer(request, handler)
                    answer, status = fault_answer(fault, faults), fault.status
            except RecursionError:
                status = 400
                return Response(status_code=status)
            else:
                return answer
            finally:
                recorder.add(_asked(request, body, status))

        return endpoint

    async def nothing_here(self, request: Request, error: Exception) -> Response:
        """Tell known clients that there is nothing; others not even that."""
        if self._state.authenticator.actor(request.headers) is None and not _is_open(request):
            return _unauthorized()
        status = error.status_code if isinstance(error, HTTPException) else 404
        headers = error.headers if isinstance(error, HTTPException) else None
        return Response(status_code=status, headers=headers)

    async def graphql(self, request: Request, actor: Actor) -> Response:
        """Run a GraphQL request; 400 without a body when it is none."""
        asked = _graphql_request(await read_json(request))
        if asked is None:
            return Response(status_code=400)
        body = await self._state.engine.execute(asked, RequestContext(self._state, actor))
        request.state.errors = _messages(body)
        try:
            content = json.dumps(body, allow_nan=False)
        except ValueError:
            # What DataHub cannot write as JSON it answers so.
            return Response(status_code=503)
        return Response(content, headers={"content-type": "application/json;charset=utf-8"})

    async def _answer(self, request: Request, handler: Handler) -> Response:
        actor = self._state.authenticator.actor(request.headers)
        return _unauthorized() if actor is None else await handler(request, actor)


def _asked(request: Request, body: bytes, status: int = 0) -> RecordedRequest:
    return RecordedRequest(
        method=request.method,
        path=request.url.path,
        status=status,
        errors=request.state.errors,
        body=body,
    )


def _unauthorized() -> Response:
    return json_response({"status": 401, "error": "Unauthorized", "message": _UNAUTHENTICATED}, 401)


def _is_open(request: Request) -> bool:
    return request.url.path.removeprefix("/api/gms") in ("/config", *_HEALTH_PATHS)


def _graphql_request(body: JsonValue | None) -> GraphQLRequest | None:
    if not isinstance(body, dict) or "query" not in body:
        return None
    query, name, variables = body["query"], body.get("operationName"), body.get("variables")
    if variables is not None and not isinstance(variables, dict):
        return None
    return GraphQLRequest(
        query=query if isinstance(query, str) else json.dumps(query),
        operation_name=name if isinstance(name, str) else None,
        variables=variables or {},
    )


def _messages(body: JsonObject) -> tuple[str, ...]:
    errors = body.get("errors")
    if not isinstance(errors, list):
        return ()
    return tuple(str(error["message"]) for error in errors if isinstance(error, dict))
