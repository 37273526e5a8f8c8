"""Rest.li's actions on entities: searching, listing, deleting, snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.deletion import delete_entity
from mldh_graphql.server.exceptions import IllegalArgumentException, UnsupportedOperationException
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.references import delete_references
from mldh_graphql.server.registry import TIMESERIES
from mldh_graphql.server.restli_search import search_query, search_result
from mldh_graphql.server.restli_wire import (
    Malformed,
    optional_flag,
    optional_integer,
    optional_text,
    text,
)
from mldh_graphql.server.restli_writes import Forbidden
from mldh_graphql.server.snapshots import many_snapshots, one_snapshot
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.restli_writes import RestLiWrites


class EntityActions:
    """The actions of one server.

    Args:
        state: The server.
        writes: Writes what snapshots hold.
    """

    def __init__(self, state: ServerState, writes: RestLiWrites) -> None:
        self._state = state
        self._writes = writes

    def ingest(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Write the aspects of a snapshot."""
        self._writes.write(one_snapshot(body, actor), actor)
        return None

    def batch_ingest(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Write the aspects of many snapshots, all or none."""
        self._writes.write(many_snapshots(body, actor), actor)
        return None

    def search(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """Entities of one type."""
        spec = known_entity(text(body, "entity"))
        page = self._state.search.search(
            search_query(body, types=(spec.name,)),
            start=optional_integer(body, "start"),
            count=optional_integer(body, "count"),
        )
        return search_result(page)

    def search_across_entities(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """Entities of some types, or of DataHub's default ones."""
        given = body.get("entities") if isinstance(body, dict) else None
        types = tuple(str(one) for one in given) if isinstance(given, list) else ()
        page = self._state.search.search(
            search_query(body, types=types),
            start=optional_integer(body, "start"),
            count=optional_integer(body, "count"),
        )
        return search_result(page)

    def list_urns(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """A page of the URNs of one type by their order, soft-deleted ones included."""
        spec = known_entity(text(body, "entity"))
        start, count = optional_integer(body, "start"), optional_integer(body, "count")
        if start is None or count is None:
            raise Malformed("Parameters 'start' and 'count' are required")
        urns = sorted(self._state.store.urns(spec.name))
        page: list[JsonValue] = [*urns[start : start + count]]
        return {"start": start, "count": len(page), "total": len(urns), "entities": page}

    def exists(self, body: JsonValue, _actor: Actor) -> JsonValue:
        """Whether an entity is there: a soft-deleted one unless ``includeSoftDelete`` is false."""
        urn = _parsed(text(body, "urn"))
        removed_too = optional_flag(body, "includeSoftDelete", default=True)
        store = self._state.store
        status = store.aspect(urn.text, "status")
        removed = status is not None and status.value.get("removed") is True
        return store.exists(urn.text) and (removed_too or not removed)

    def delete(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Delete an entity for good, or only its events of one aspect, of a time or all."""
        urn, aspect = _parsed(text(body, "urn")), optional_text(body, "aspectName")
        self._check_may_delete(urn, actor)
        store = self._state.store
        answer: JsonObject = {"urn": urn.text}
        names = known_entity(urn.entity_type).aspects & TIMESERIES
        if aspect is not None:
            if aspect not in names:
                raise UnsupportedOperationException(
                    f"Not supported for non-timeseries aspect {aspect}."
                )
            names = frozenset({aspect})
        start = optional_integer(body, "startTimeMillis")
        end = optional_integer(body, "endTimeMillis")
        with store.transaction() as transaction:
            events = sum(
                transaction.delete_events(urn.text, name, start_ms=start, end_ms=end)
                for name in sorted(names)
            )
        if aspect is None:
            answer["rows"] = len(store.aspects(urn.text))
            delete_entity(store, urn.text)
        answer["timeseriesRows"] = events
        return answer

    def delete_references(self, body: JsonValue, actor: Actor) -> JsonValue:
        """Take an entity out of what others store; the entity itself stays."""
        urn = _parsed(text(body, "urn"))
        self._check_may_delete(urn, actor)
        dry_run = optional_flag(body, "dryRun", default=False)
        return delete_references(self._state.ingest, urn.text, actor.urn, dry_run=dry_run)

    @staticmethod
    def _check_may_delete(urn: Urn, actor: Actor) -> None:
        if not actor.can_edit(urn.text):
            raise Forbidden(f"{actor.urn} is unauthorized to delete entity {urn.text}")


def _parsed(given: str) -> Urn:
    try:
        return Urn.parse(given)
    except UrnSyntaxError as error:
        raise IllegalArgumentException(str(error)) from error
