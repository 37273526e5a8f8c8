"""OpenAPI's remaining reads: entities in bulk as version 2 has them, and the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from mldh_graphql.server.entity_answers import entity_answer
from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.openapi_wire import BadRequest, number, problem
from mldh_graphql.server.registry import TIMESERIES, entity_spec, entity_specs
from mldh_graphql.server.wire import json_response, read_json

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.registry import EntitySpec

_SPECIFICATIONS = "/openapi/v1/registry/models/entity/specifications"
_DEFAULT_COUNT = 5


class OpenAPIModels:
    """The routes of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def routes(
        self,
    ) -> Iterator[tuple[str, str, Callable[[Request, Actor], Awaitable[Response]]]]:
        """Method, path and handler of each route."""
        yield "POST", "/openapi/v2/entity/batch/{entity}", self._batch
        yield "GET", _SPECIFICATIONS, self._specifications
        yield "GET", _SPECIFICATIONS + "/{entity}", self._specification

    async def _batch(self, request: Request, _actor: Actor) -> Response:
        """Aspects of many entities, all or those that are named."""
        body = await read_json(request)
        urns = body.get("urns") if isinstance(body, dict) else None
        if not isinstance(body, dict) or not isinstance(urns, list):
            return problem(400, "The body must have a list `urns`.")
        try:
            known_entity(request.path_params["entity"])
        except JavaThrowable as error:
            return problem(400, str(error))
        asked = body.get("aspectNames")
        wanted = [str(name) for name in asked] if isinstance(asked, list) else []
        with_metadata = body.get("withSystemMetadata") is True
        entities: list[JsonValue] = []
        for urn in urns:
            found = entity_answer(self._state, str(urn), wanted, with_metadata=with_metadata)
            if found is not None:
                entities.append({"urn": found.pop("urn"), "aspects": found})
        return json_response({"entities": entities})

    async def _specifications(self, request: Request, _actor: Actor) -> Response:
        """The entity types by name, page by page, with their aspects."""
        try:
            start = number(request, "start", default=0)
            count = number(request, "count", default=_DEFAULT_COUNT)
        except BadRequest as error:
            return problem(400, str(error))
        specs = sorted(entity_specs(), key=lambda spec: spec.name)
        page: list[JsonValue] = [_specification(spec) for spec in specs[start : start + count]]
        return json_response(
            {"elements": page, "start": start, "count": len(page), "total": len(specs)}
        )

    async def _specification(self, request: Request, _actor: Actor) -> Response:
        spec = entity_spec(request.path_params["entity"])
        return Response(status_code=404) if spec is None else json_response(_specification(spec))


def _specification(spec: EntitySpec) -> JsonObject:
    return {
        "name": spec.name,
        "keyAspectName": spec.key_aspect,
        "keyAspectSpec": _aspect(spec.key_aspect),
        "aspectSpecs": [_aspect(name) for name in sorted({spec.key_aspect, *spec.aspects})],
    }


def _aspect(name: str) -> JsonObject:
    return {"aspectAnnotation": {"name": name, "timeseries": name in TIMESERIES}}
