"""DataHub's OpenAPI v3 routes for entities and their aspects: the way to write run events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from starlette.responses import Response

from mldh_graphql.server.deletion import delete_aspect, delete_entity
from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.proposal import ChangeType, IngestResult, Proposal
from mldh_graphql.server.registry import TIMESERIES, entity_spec
from mldh_graphql.server.urn import Urn, UrnSyntaxError
from mldh_graphql.server.wire import json_response, read_json
from mldh_graphql.server.write_statuses import refused_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.stored import StoredAspect

Handler: TypeAlias = Callable[["Request", "Actor"], Awaitable[Response]]

_PREFIX = "/openapi/v3/entity/"
_PATH = _PREFIX + "{rest:path}"


class _BadRequest(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The request is not one; answered with 400."""


class OpenAPI:
    """The routes of one server.

    A write is done when the answer is sent, also where DataHub only promises it (202).

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path and handler of each route."""
        yield "POST", _PATH, self._post
        yield "HEAD", _PATH, self._head
        yield "GET", _PATH, self._get
        yield "DELETE", _PATH, self._delete

    async def _post(self, request: Request, actor: Actor) -> Response:
        match _segments(request):
            case [entity]:
                return await self._write_entities(request, actor, entity)
            case [_, "batchGet"]:
                return await self._read_entities(request)
            case [entity, urn, aspect]:
                return await self._write_aspect(request, actor, entity, urn, aspect)
            case _:
                return Response(status_code=404)

    async def _head(self, request: Request, _actor: Actor) -> Response:
        match _segments(request):
            case [entity, urn] if _is_of(urn, entity) and self._state.store.exists(urn):
                return Response(status_code=204)
            case [entity, urn, aspect] if _is_of(urn, entity) and self._has(urn, aspect):
                return Response(status_code=204)
            case _:
                return Response(status_code=404)

    async def _get(self, request: Request, _actor: Actor) -> Response:
        match _segments(request):
            case [entity, urn] if _is_of(urn, entity):
                return self._read_entity(request, urn)
            case [entity, urn, aspect] if _is_of(urn, entity):
                return self._read_aspect(request, urn, aspect)
            case _:
                return Response(status_code=404)

    async def _delete(self, request: Request, actor: Actor) -> Response:
        store = self._state.store
        match _segments(request):
            case [entity, urn] if _is_of(urn, entity):
                return _deleted(urn, actor, lambda: delete_entity(store, urn))
            case [entity, urn, aspect] if _is_of(urn, entity):
                return _deleted(urn, actor, lambda: delete_aspect(store, urn, aspect))
            case _:
                return Response(status_code=404)

    async def _write_entities(self, request: Request, actor: Actor, entity: str) -> Response:
        body = await read_json(request)
        try:
            proposals = list(_proposals(entity, body, actor))
        except (_BadRequest, JavaThrowable) as error:
            return _problem(400, str(error))
        status = 202 if _flag(request, "async", default=True) else 200
        return self._written(proposals, actor, status, many=True)

    async def _write_aspect(
        self, request: Request, actor: Actor, entity: str, urn: str, aspect: str
    ) -> Response:
        body = await read_json(request)
        change: ChangeType = (
            "CREATE" if _flag(request, "createIfNotExists", default=True) else "UPSERT"
        )
        try:
            proposal = _proposal(entity, urn, aspect, body, actor=actor, change=change)
        except (_BadRequest, JavaThrowable) as error:
            return _problem(400, str(error))
        status = 202 if _flag(request, "async", default=False) else 200
        return self._written([proposal], actor, status, many=False)

    def _written(
        self, proposals: list[Proposal], actor: Actor, status: int, *, many: bool
    ) -> Response:
        for proposal in proposals:
            if not actor.can_edit(proposal.urn):
                return _problem(403, f"{actor.urn} is unauthorized to UPDATE entities.")
        try:
            results = self._state.ingest.ingest(proposals)
        except JavaThrowable as error:
            return _problem(refused_status(error), str(error))
        written = _by_urn(results)
        return json_response(written if many else (written or [{}])[0], status)

    async def _read_entities(self, request: Request) -> Response:
        """Aspects of many entities; an entity with none of those asked for is left out."""
        body = await read_json(request)
        with_metadata = _flag(request, "systemMetadata", default=False)
        answers: list[JsonValue] = []
        for item in body if isinstance(body, list) else ():
            urn = item.get("urn") if isinstance(item, dict) else None
            if not isinstance(item, dict) or not isinstance(urn, str):
                return _problem(400, "Missing `urn` field")
            wanted = item.keys() - {"urn"}
            answer: JsonObject = {
                name: _aspect_answer(aspect, with_metadata=with_metadata)
                for name, aspect in self._state.store.aspects(urn).items()
                if not wanted or name in wanted
            }
            for name in TIMESERIES & wanted:
                for event in self._state.store.events(urn, name, limit=1):
                    answer[name] = {"value": event.value}
            if answer:
                answers.append({"urn": urn, **answer})
        return json_response(answers)

    def _read_entity(self, request: Request, urn: str) -> Response:
        stored = self._state.store.aspects(urn)
        if not stored:
            return Response(status_code=404)
        wanted = request.query_params.getlist("aspects")
        names = [name for part in wanted for name in part.split(",")]
        with_metadata = _flag(request, "systemMetadata", default=False)
        answer: JsonObject = {"urn": urn}
        for name, aspect in stored.items():
            if not names or name in names:
                answer[name] = _aspect_answer(aspect, with_metadata=with_metadata)
        return json_response(answer)

    def _has(self, urn: str, aspect: str) -> bool:
        store = self._state.store
        if aspect in TIMESERIES:
            return bool(store.events(urn, aspect, limit=1))
        return store.aspect(urn, aspect) is not None

    def _read_aspect(self, request: Request, urn: str, aspect: str) -> Response:
        if aspect in TIMESERIES:
            events = self._state.store.events(urn, aspect, limit=1)
            if not events:
                return Response(status_code=404)
            return json_response({"value": events[0].value})
        stored = self._state.store.aspect(urn, aspect)
        if stored is None:
            return Response(status_code=404)
        with_metadata = _flag(request, "systemMetadata", default=False)
        return json_response(_aspect_answer(stored, with_metadata=with_metadata))


def _aspect_answer(aspect: StoredAspect, *, with_metadata: bool) -> JsonObject:
    if with_metadata:
        return {"value": aspect.value, "systemMetadata": aspect.system_metadata}
    return {"value": aspect.value}


def _deleted(urn: str, actor: Actor, delete: Callable[[], bool]) -> Response:
    if not actor.can_edit(urn):
        return _problem(403, f"{actor.urn} is unauthorized to DELETE entities.")
    try:
        delete()
    except JavaThrowable as error:
        return _problem(400, str(error))
    return Response(status_code=200)


def _proposals(entity: str, body: JsonValue, actor: Actor) -> Iterator[Proposal]:
    if not isinstance(body, list):
        raise _BadRequest("The body must be a list of entities.")
    for item in body:
        if not isinstance(item, dict) or not isinstance(item.get("urn"), str):
            raise _BadRequest("Every entity needs a urn.")
        for name, aspect in item.items():
            if name != "urn":
                yield _proposal(
                    entity, str(item["urn"]), name, aspect, actor=actor, change="UPSERT"
                )


def _proposal(
    entity: str, urn: str, aspect: str, body: JsonValue, *, actor: Actor, change: ChangeType
) -> Proposal:
    if not _is_of(urn, entity):
        raise _BadRequest(f"{urn} is not a URN of entity type {entity}.")
    spec = entity_spec(entity)
    if spec is None:
        raise _BadRequest(f"Failed to find entity with name {entity} in EntityRegistry")
    if aspect not in spec.aspects and aspect != spec.key_aspect:
        raise _BadRequest(f"Unknown aspect {aspect} for entity {entity}")
    if not isinstance(body, dict) or not isinstance(body.get("value"), dict):
        raise _BadRequest(f"Aspect {aspect} needs a value, a JSON object.")
    value, headers, metadata = body["value"], body.get("headers"), body.get("systemMetadata")
    return Proposal(
        urn=urn,
        aspect=aspect,
        change=change,
        actor=actor.urn,
        value=value if isinstance(value, dict) else None,
        headers={name: str(text) for name, text in headers.items()}
        if isinstance(headers, dict)
        else {},
        system_metadata=metadata if isinstance(metadata, dict) else None,
    )


def _by_urn(results: list[IngestResult]) -> list[JsonValue]:
    entities: dict[str, JsonObject] = {}
    for result in results:
        entity = entities.setdefault(result.urn, {"urn": result.urn})
        entity[result.aspect] = {"value": result.value}
    return [*entities.values()]


def _segments(request: Request) -> list[str]:
    """What stands between the slashes after the prefix; an encoded slash separates nothing."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    rest = raw.decode("latin-1").partition("?")[0].partition(_PREFIX)[2]
    return [unquote(segment) for segment in rest.rstrip("/").split("/")]


def _is_of(urn: str, entity: str) -> bool:
    try:
        return Urn.parse(urn).entity_type.lower() == entity.lower()
    except UrnSyntaxError:
        return False


def _flag(request: Request, name: str, *, default: bool) -> bool:
    text = request.query_params.get(name)
    return default if text is None else text.lower() == "true"


def _problem(status: int, message: str) -> Response:
    return json_response({"error": message}, status)
