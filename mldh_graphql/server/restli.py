"""DataHub's Rest.li actions that write: ``ingestProposal``, ``ingestProposalBatch``, ``delete``."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias, cast, get_args

from mldh_graphql.server.deletion import delete_entity
from mldh_graphql.server.exceptions import JavaThrowable
from mldh_graphql.server.patch import AspectPatch, PatchOperation
from mldh_graphql.server.proposal import ChangeType, Proposal
from mldh_graphql.server.urn import UrnSyntaxError
from mldh_graphql.server.wire import json_response, parsed_json, read_json
from mldh_graphql.server.write_statuses import refused_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue

Handler: TypeAlias = Callable[["Request", "Actor"], Awaitable["Response"]]


class _Malformed(Exception):  # noqa: N818  (an answer, not a fault of the server)
    """The request is not one; answered with 400."""


class RestLi:
    """The actions of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Method, path and handler of each route; the action is in the query string."""
        yield "POST", "/aspects", self._aspects
        yield "POST", "/entities", self._entities

    async def _aspects(self, request: Request, actor: Actor) -> Response:
        action = request.query_params.get("action")
        try:
            proposals = [_proposal(one, actor) for one in _given(action, await read_json(request))]
            for proposal in proposals:
                if not actor.can_edit(proposal.urn):
                    return _problem(403, f"{actor.urn} is unauthorized to modify {proposal.urn}")
            results = self._state.ingest.ingest(proposals)
        except _Malformed as error:
            return _problem(400, str(error))
        except JavaThrowable as error:
            return _problem(refused_status(error), str(error))
        if action == "ingestProposal":
            return _answer({"value": results[0].urn if results else ""})
        return _answer({"value": "success"})

    async def _entities(self, request: Request, actor: Actor) -> Response:
        body = await read_json(request)
        action = request.query_params.get("action")
        urn = body.get("urn") if isinstance(body, dict) else None
        if action != "delete" or not isinstance(urn, str):
            return _problem(400, f"Unknown action {action}" if action != "delete" else "No urn")
        if not actor.can_edit(urn):
            return _problem(403, f"{actor.urn} is unauthorized to delete entity {urn}")
        try:
            rows = len(self._state.store.aspects(urn))
            delete_entity(self._state.store, urn)
        except (JavaThrowable, UrnSyntaxError) as error:
            return _problem(400, str(error))
        return _answer({"value": {"urn": urn, "rows": rows}})


def _given(action: str | None, body: JsonValue) -> list[JsonValue]:
    match action:
        case "ingestProposal":
            return [_member(body, "proposal")]
        case "ingestProposalBatch":
            listed = _member(body, "proposals")
            return listed if isinstance(listed, list) else [listed]
        case _:
            raise _Malformed(f"Unknown action {action}")


def _proposal(given: JsonValue, actor: Actor) -> Proposal:
    urn, name = _text(given, "entityUrn"), _text(given, "aspectName")
    change = _text(given, "changeType")
    if change not in get_args(ChangeType):
        raise _Malformed(f"ChangeType not supported: {change}")
    aspect = _member(given, "aspect")
    document = parsed_json(_text(aspect, "value"))
    metadata = given.get("systemMetadata") if isinstance(given, dict) else None
    headers = given.get("headers") if isinstance(given, dict) else None
    patch = _patch(document) if change == "PATCH" else None
    if patch is None and not isinstance(document, dict):
        raise _Malformed(f"The value of aspect {name} is not a JSON object")
    return Proposal(
        urn=urn,
        aspect=name,
        change=cast("ChangeType", change),
        actor=actor.urn,
        patch=patch,
        value=document if patch is None and isinstance(document, dict) else None,
        headers={key: str(text) for key, text in headers.items()}
        if isinstance(headers, dict)
        else {},
        system_metadata=metadata if isinstance(metadata, dict) else None,
    )


def _patch(document: JsonValue) -> AspectPatch:
    """A list of operations, or an object that holds one under ``patch`` beside options."""
    options: JsonObject = document if isinstance(document, dict) else {"patch": document}
    operations, keys = options.get("patch"), options.get("arrayPrimaryKeys")
    if not isinstance(operations, list):
        raise _Malformed("A patch is a list of operations")
    return AspectPatch(
        operations=[
            PatchOperation(
                op=_text(operation, "op"),
                path=_text(operation, "path"),
                value=_value_text(operation),
            )
            for operation in operations
        ],
        array_primary_keys={
            field: [str(key) for key in names] if isinstance(names, list) else []
            for field, names in (keys.items() if isinstance(keys, dict) else ())
        },
        force_generic=options.get("forceGenericPatch") is True,
    )


def _value_text(operation: JsonValue) -> str | None:
    value = operation.get("value") if isinstance(operation, dict) else None
    return None if value is None else json.dumps(value)


def _member(given: JsonValue, name: str) -> JsonValue:
    if not isinstance(given, dict) or given.get(name) is None:
        raise _Malformed(f"Parameter '{name}' is required")
    return given[name]


def _text(given: JsonValue, name: str) -> str:
    value = _member(given, name)
    if not isinstance(value, str):
        raise _Malformed(f"Parameter '{name}' is invalid")
    return value


def _problem(status: int, message: str) -> Response:
    return _answer(
        {
            "exceptionClass": "com.linkedin.restli.server.RestLiServiceException",
            "message": message,
            "status": status,
        },
        status,
    )


def _answer(body: JsonValue, status: int = 200) -> Response:
    answer = json_response(body, status)
    answer.headers["X-RestLi-Protocol-Version"] = "2.0.0"
    return answer
