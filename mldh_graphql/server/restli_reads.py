"""Rest.li's reads: ``GET /aspects/{urn}`` and ``GET /entitiesV2``.

As in DataHub an entity that does not exist reads as its key aspect alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.actor import SYSTEM_ACTOR
from mldh_graphql.server.aspects.record_names import record_name
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.restli_wire import Malformed, answer, problem, query_list
from mldh_graphql.server.urn import InvalidUrn, Urn, UrnSyntaxError, key_aspect

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.stored import StoredAspect


class RestLiReads:
    """Reads of one server.

    Args:
        state: The server.
    """

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def aspect(self, request: Request, _actor: Actor) -> Response:
        """One version of an aspect: 0 is the latest, 1 the oldest, -1 the one before the latest."""
        urn = _parsed(request.path_params["urn"])
        name = request.query_params.get("aspect", "")
        asked = _version(request)
        record = record_name(name)
        stored = self._version_of(urn.text, name, asked)
        if stored is None or record is None:
            return problem(404, f"No version {asked} of aspect {name} of {urn.text}")
        newest = self._state.store.aspect(urn.text, name)
        is_newest = newest is not None and newest.version == stored.version
        return answer(
            {"aspect": {record: stored.value}, "version": 0 if is_newest else stored.version}
        )

    async def entity(self, request: Request, _actor: Actor) -> Response:
        """Aspects of an entity, all or those asked for, and always its key aspect."""
        urn = _parsed(request.path_params["urn"])
        return answer(self._entity(urn, query_list(request, "aspects")))

    async def entities(self, request: Request, _actor: Actor) -> Response:
        """Aspects of many entities by URN."""
        asked = query_list(request, "ids")
        if not asked:
            raise Malformed("Parameter 'ids' is required")
        names = query_list(request, "aspects")
        urns = [_parsed(one) for one in asked]
        return answer(
            {
                "results": {urn.text: self._entity(urn, names) for urn in urns},
                "statuses": {},
                "errors": {},
            }
        )

    def _version_of(self, urn: str, name: str, version: int) -> StoredAspect | None:
        store = self._state.store
        if version == 0:
            return store.aspect(urn, name)
        history = store.history(urn, name)
        if not history:
            return None
        newest = history[-1].version
        # DataHub counts the versions before the latest, so the only one of an aspect is number 0.
        wanted = version if version > 0 else newest + version
        if wanted == 0:
            return history[-1]
        return next((one for one in history[:-1] if one.version == wanted), None)

    def _entity(self, urn: Urn, names: Collection[str] | None) -> JsonObject:
        spec = known_entity(urn.entity_type)
        try:
            key = key_aspect(urn)
        except InvalidUrn as error:
            raise Malformed(str(error)) from error
        stored = self._state.store.aspects(urn.text)
        aspects: JsonObject = {
            name: _enveloped(name, aspect)
            for name, aspect in stored.items()
            if names is None or name in names or name == spec.key_aspect
        }
        if spec.key_aspect not in aspects:
            aspects[spec.key_aspect] = {
                "name": spec.key_aspect,
                "type": "VERSIONED",
                "version": 0,
                "value": key,
                "created": {"actor": SYSTEM_ACTOR, "time": self._state.ingest.now_ms()},
            }
        return {"urn": urn.text, "entityName": spec.name, "aspects": aspects}


def _enveloped(name: str, aspect: StoredAspect) -> JsonObject:
    return {
        "name": name,
        "type": "VERSIONED",
        "version": 0,
        "value": aspect.value,
        "created": {"actor": aspect.actor, "time": aspect.created_ms},
        "systemMetadata": aspect.system_metadata,
    }


def _version(request: Request) -> int:
    given = request.query_params.get("version", "0")
    try:
        return int(given)
    except ValueError as error:
        raise Malformed("Parameter 'version' is invalid") from error


def _parsed(given: str) -> Urn:
    try:
        return Urn.parse(given)
    except UrnSyntaxError as error:
        raise Malformed(f"Invalid URN {given}: {error}") from error
