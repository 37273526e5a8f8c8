"""DataHub's OpenAPI v3 routes for entities and their aspects: the way to write run events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from starlette.responses import Response

from mldh_graphql.server.aspect_items import aspect_proposal, entity_proposals
from mldh_graphql.server.deletion import delete_aspect, delete_entity
from mldh_graphql.server.entity_answers import (
    aspect_answer,
    entity_answer,
    event_answer,
    written_answers,
)
from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.openapi_scroll import EntityScroll
from mldh_graphql.server.openapi_wire import (
    BadRequest,
    flag,
    is_of,
    names,
    number,
    problem,
    segments,
)
from mldh_graphql.server.registry import TIMESERIES
from mldh_graphql.server.traces import trace_headers
from mldh_graphql.server.urn import Urn
from mldh_graphql.server.wire import json_response, read_json
from mldh_graphql.server.write_statuses import refused_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.proposal import ChangeType, Proposal
    from mldh_graphql.server.stored import StoredAspect

Handler: TypeAlias = Callable[["Request", "Actor"], Awaitable[Response]]

_PREFIX = "/openapi/v3/entity/"
_PATH = _PREFIX + "{rest:path}"
_GENERIC = "generic"
"""Stands in a path instead of one entity type: the body says the types."""


class OpenAPI:
    """The routes of one server.

    A write is done when the answer is sent, also where DataHub only promises it (202).

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state
        self._scroll = EntityScroll(state)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path and handler of each route."""
        yield "POST", _PATH, _guarded(self._post)
        yield "PATCH", _PATH, _guarded(self._patch)
        yield "HEAD", _PATH, _guarded(self._head)
        yield "GET", _PATH, _guarded(self._get)
        yield "DELETE", _PATH, _guarded(self._delete)

    async def _post(self, request: Request, actor: Actor) -> Response:
        match segments(request, _PREFIX):
            case ["scroll"]:
                return await self._scroll.post(request)
            case [entity, "batchGet"]:
                return await self._read_entities(request, entity)
            case [entity]:
                return await self._write_entities(request, actor, entity, "UPSERT")
            case [entity, urn, aspect]:
                return await self._write_aspect(request, actor, entity, urn, aspect)
            case _:
                return Response(status_code=404)

    async def _patch(self, request: Request, actor: Actor) -> Response:
        match segments(request, _PREFIX):
            case [entity]:
                return await self._write_entities(request, actor, entity, "PATCH")
            case [entity, urn, aspect]:
                body: JsonValue = {"value": await read_json(request)}
                proposal = aspect_proposal(entity, urn, aspect, body, actor=actor, change="PATCH")
                written = self._written([proposal], actor)
                return json_response(written[0]) if written else Response(status_code=404)
            case _:
                return Response(status_code=404)

    async def _head(self, request: Request, _actor: Actor) -> Response:
        match segments(request, _PREFIX):
            case [entity, urn] if is_of(urn, entity) and self._state.store.exists(urn):
                return Response(status_code=204)
            case [entity, urn, aspect] if is_of(urn, entity) and self._has(urn, aspect):
                return Response(status_code=204)
            case _:
                return Response(status_code=404)

    async def _get(self, request: Request, _actor: Actor) -> Response:
        match segments(request, _PREFIX):
            case [entity, urn] if is_of(urn, entity):
                return self._read_entity(request, urn)
            case [entity, urn, aspect] if is_of(urn, entity):
                return self._read_aspect(request, urn, aspect)
            case [entity] if entity:
                return await self._scroll.get(request, known_entity(entity).name)
            case _:
                return Response(status_code=404)

    async def _delete(self, request: Request, actor: Actor) -> Response:
        match segments(request, _PREFIX):
            case [entity, urn] if is_of(urn, entity):
                return self._deleted(request, actor, urn)
            case [entity, urn, aspect] if is_of(urn, entity):
                if not actor.can_edit(urn):
                    return problem(403, f"{actor.urn} is unauthorized to DELETE entities.")
                delete_aspect(self._state.store, urn, aspect)
                return Response(status_code=200)
            case _:
                return Response(status_code=404)

    # Writing

    async def _write_entities(
        self, request: Request, actor: Actor, entity: str, change: ChangeType
    ) -> Response:
        body = await read_json(request)
        if entity == _GENERIC:
            answer: JsonValue = {
                name: self._echo(name, listed, actor, change)
                for name, listed in _by_type(body).items()
            }
        else:
            answer = self._echo(entity, body, actor, change)
        if not flag(request, "async", default=True):
            return json_response(answer, 200, trace_headers())
        if change == "PATCH" and entity != _GENERIC:
            return Response(status_code=202, headers=trace_headers())
        return json_response(answer, 202, trace_headers())

    def _echo(self, entity: str, body: JsonValue, actor: Actor, change: ChangeType) -> JsonValue:
        """Write entities of one type; answers what was asked for patches, else what is stored."""
        proposals = list(entity_proposals(entity, body, actor=actor, change=change))
        written = self._written(proposals, actor)
        if change != "PATCH":
            return [*written]
        kept = {(answer["urn"], name) for answer in written for name in answer if name != "urn"}
        patches: dict[str, JsonObject] = {}
        for item in cast("list[JsonObject]", body):
            urn = Urn.parse(str(item["urn"])).text
            for name, aspect in item.items():
                if (urn, name) in kept and isinstance(aspect, dict):
                    patches.setdefault(urn, {"urn": urn})[name] = {"value": aspect.get("value")}
        return [*patches.values()]

    async def _write_aspect(
        self, request: Request, actor: Actor, entity: str, urn: str, aspect: str
    ) -> Response:
        body = await read_json(request)
        change: ChangeType = "UPSERT"
        if flag(request, "createIfEntityNotExists", default=False):
            change = "CREATE_ENTITY"
        elif flag(request, "createIfNotExists", default=True):
            change = "CREATE"
        proposal = aspect_proposal(entity, urn, aspect, body, actor=actor, change=change)
        status = 202 if flag(request, "async", default=False) else 200
        written = self._written([proposal], actor)
        return json_response(written[0] if written else {}, status, trace_headers())

    def _written(self, proposals: list[Proposal], actor: Actor) -> list[JsonObject]:
        for proposal in proposals:
            if not actor.can_edit(proposal.urn):
                raise _Forbidden(f"{actor.urn} is unauthorized to UPDATE entities.")
        try:
            return written_answers(self._state.ingest.ingest(proposals))
        except JavaThrowable as error:
            raise _Refused(refused_status(error), str(error)) from error

    def _deleted(self, request: Request, actor: Actor, urn: str) -> Response:
        if not actor.can_edit(urn):
            return problem(403, f"{actor.urn} is unauthorized to DELETE entities.")
        store = self._state.store
        spec = known_entity(Urn.parse(urn).entity_type)
        wanted = names(request, "aspects")
        if flag(request, "clear", default=False):
            wanted = sorted({*store.aspects(urn), *(spec.aspects & TIMESERIES)} - {spec.key_aspect})
        if not wanted or spec.key_aspect in wanted:
            delete_entity(store, urn)
        else:
            for aspect in wanted:
                delete_aspect(store, urn, aspect)
        return Response(status_code=200)

    # Reading

    async def _read_entities(self, request: Request, entity: str) -> Response:
        """Aspects of many entities; an entity with none of those asked for is left out."""
        body = await read_json(request)
        if entity == _GENERIC:
            return json_response(
                {name: self._read_list(request, listed) for name, listed in _by_type(body).items()}
            )
        return json_response(self._read_list(request, body))

    def _read_list(self, request: Request, body: JsonValue) -> JsonValue:
        with_metadata = flag(request, "systemMetadata", default=False)
        answers: list[JsonValue] = []
        for item in body if isinstance(body, list) else ():
            urn = item.get("urn") if isinstance(item, dict) else None
            if not isinstance(item, dict) or not isinstance(urn, str):
                raise BadRequest("Missing `urn` field")
            wanted = item.keys() - {"urn"}
            answer = entity_answer(self._state, urn, wanted, with_metadata=with_metadata)
            if answer is not None:
                answers.append(answer)
        return answers

    def _read_entity(self, request: Request, urn: str) -> Response:
        wanted = names(request, "aspects", "aspectNames")
        with_metadata = flag(request, "systemMetadata", default=False)
        answer = entity_answer(self._state, urn, wanted, with_metadata=with_metadata)
        return Response(status_code=404) if answer is None else json_response(answer)

    def _has(self, urn: str, aspect: str) -> bool:
        store = self._state.store
        if aspect in TIMESERIES:
            return bool(store.events(urn, aspect, limit=1))
        return store.aspect(urn, aspect) is not None

    def _read_aspect(self, request: Request, urn: str, aspect: str) -> Response:
        with_metadata = flag(request, "systemMetadata", default=False)
        if aspect in TIMESERIES:
            event = event_answer(self._state, urn, aspect, with_metadata=with_metadata)
            return Response(status_code=404) if event is None else json_response(event)
        stored = self._version(urn, aspect, number(request, "version", default=0))
        if stored is None:
            return Response(status_code=404)
        return json_response(aspect_answer(stored, with_metadata=with_metadata))

    def _version(self, urn: str, aspect: str, version: int) -> StoredAspect | None:
        """The latest version of an aspect for 0, an older one by its number from the oldest on."""
        if version == 0:
            return self._state.store.aspect(urn, aspect)
        older = self._state.store.history(urn, aspect)[:-1]
        return next((one for one in older if one.version == version), None)


class _Refused(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The request cannot be done; holds the status to answer with."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Forbidden(_Refused):
    """The actor may not do this."""

    def __init__(self, message: str) -> None:
        super().__init__(403, message)


def _guarded(handler: Handler) -> Handler:
    """``handler``, with its refusals as answers."""

    async def guarded(request: Request, actor: Actor) -> Response:
        try:
            return await handler(request, actor)
        except _Refused as error:
            return problem(error.status, str(error))
        except (BadRequest, JavaThrowable) as error:
            return problem(400, str(error))

    return guarded


def _by_type(body: JsonValue) -> JsonObject:
    if not isinstance(body, dict):
        raise BadRequest("The body must have the entity types as members.")
    for name, listed in body.items():
        if not isinstance(listed, list):
            raise BadRequest(f"Value of property '{name}' must be an array")
    return body
