"""Lineage: which edges carry it, and what is one step up or down.

Most relationships are no lineage. Of those that are, some point upstream (a model's
``TrainedBy``) and some downstream (its ``MemberOf``). The same name can be lineage
from one entity type and not from another: ``Consumes`` of a model is, that of a run is not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.aspects.annotations import edge_rules
from mldh_graphql.server.paging import checked_page
from mldh_graphql.server.registry import aspect_record, entity_spec, entity_specs
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from mldh_graphql.server.index import Index
    from mldh_graphql.server.json_types import JsonObject, JsonValue

LineageDirection: TypeAlias = Literal["UPSTREAM", "DOWNSTREAM"]

_DEFAULT_COUNT = 100


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One way to go one step in the lineage.

    Attributes:
        relationship: The edges to follow.
        outgoing: Whether from their source to their destination.
        entity_types: What may be at their other end.
    """

    relationship: str
    outgoing: bool
    entity_types: frozenset[str]


@cache
def lineage_steps(entity_type: str, direction: LineageDirection) -> tuple[LineageStep, ...]:
    """The ways to go one step from entities of a type, from the relationships of all aspects."""
    steps: dict[tuple[str, bool], set[str]] = {}
    for spec in entity_specs():
        for aspect in sorted(spec.aspects):
            for rule in edge_rules(aspect_record(aspect)):
                along = rule.upstream == (direction == "UPSTREAM")
                if not rule.lineage:
                    continue
                if along and spec.name == entity_type:
                    steps.setdefault((rule.relationship, True), set()).update(rule.destinations)
                if not along and entity_type in rule.destinations:
                    steps.setdefault((rule.relationship, False), set()).add(spec.name)
    return tuple(
        LineageStep(relationship, outgoing, frozenset(entity_types))
        for (relationship, outgoing), entity_types in steps.items()
    )


@cache
def _directions() -> dict[tuple[str, str, str], bool]:
    """Whether the destination is upstream, by relationship, source type and destination type."""
    return {
        (rule.relationship, spec.name, destination): rule.upstream
        for spec in entity_specs()
        for aspect in spec.aspects
        for rule in edge_rules(aspect_record(aspect))
        if rule.lineage
        for destination in rule.destinations
    }


def is_upstream_edge(relationship: str, source_type: str, destination_type: str) -> bool | None:
    """Whether an edge leads upstream, from what was made to what it was made from.

    Args:
        relationship: The edge's name.
        source_type: The entity type at its beginning.
        destination_type: The entity type at its end.

    Returns:
        ``None`` when such an edge is no lineage.
    """
    return _directions().get((relationship, source_type, destination_type))


@dataclass(frozen=True, slots=True)
class LineageRelationship:
    """One neighbour in the lineage.

    Attributes:
        type: The relationship that leads there, whichever end stores it.
        urn: The neighbour.
        degree: How many steps away: always one.
        created_on: When the edge was made, epoch milliseconds.
        created_actor: Who made it.
        updated_on: When it was last changed.
        updated_actor: Who changed it.
        is_manual: Whether a person drew the edge in the user interface.
        path: From the entity asked for to the neighbour.
    """

    type: str
    urn: str
    degree: int
    created_on: int | None
    created_actor: str | None
    updated_on: int | None
    updated_actor: str | None
    is_manual: bool
    path: tuple[str, str]


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A time in which an edge was made or changed, both ends included.

    Attributes:
        start_ms: Its beginning, epoch milliseconds.
        end_ms: Its end.
    """

    start_ms: int
    end_ms: int

    def shows(self, edge: LineageRelationship) -> bool:
        """Whether an edge belongs to it: one without times always does, as does a manual one."""
        times = [time for time in (edge.created_on, edge.updated_on) if time]
        return (
            edge.is_manual
            or not times
            or any(self.start_ms <= time <= self.end_ms for time in times)
        )


@dataclass(frozen=True, slots=True)
class LineagePage:
    """A page of neighbours.

    Attributes:
        start: The place of the page's first neighbour among all.
        count: How many were on the page before some were left out.
        total: How many there are; those left out are counted.
        filtered: How many were left out of this page.
        relationships: The page.
    """

    start: int
    count: int
    total: int
    filtered: int
    relationships: list[LineageRelationship]


class Lineage:
    """Walks the edges that carry lineage; as stale as the index is.

    Args:
        index: Where the edges are.
    """

    def __init__(self, index: Index) -> None:
        self._index = index

    def neighbours(
        self,
        urn: str,
        direction: LineageDirection,
        *,
        start: int | None = None,
        count: int | None = None,
        include_ghosts: bool = False,
        window: TimeWindow | None = None,
    ) -> LineagePage:
        """The entities one step up or down the lineage, each once.

        Args:
            urn: Where to start.
            direction: Up to what it was made from, or down to what was made from it.
            start: How many to skip, none by default.
            count: How many to give at most, 100 by default.
            include_ghosts: Keep what does not exist or is soft-deleted. Without, it is left out of
                its page and counted as filtered; ``total`` still counts it.
            window: Only edges that were made or changed then; ``None``: all.

        Raises:
            IllegalArgumentException: ``start`` or ``count`` is negative.
        """
        start, count = checked_page(start, count, default_count=_DEFAULT_COUNT)
        found = self.edges(urn, direction, window=window)
        page = found[start : start + count]
        kept = [edge for edge in page if include_ghosts or self._is_alive(edge.urn)]
        return LineagePage(start, len(page), len(found), len(page) - len(kept), kept)

    def edges(
        self, urn: str, direction: LineageDirection, *, window: TimeWindow | None = None
    ) -> list[LineageRelationship]:
        """All entities one step up or down the lineage, each once, whether they exist or not.

        Args:
            urn: Where to start.
            direction: Up to what it was made from, or down to what was made from it.
            window: Only edges that were made or changed then; ``None``: all.
        """
        found: dict[str, LineageRelationship] = {}
        for step in lineage_steps(_entity_type(urn), direction):
            for other, audit in self._others(urn, step):
                if other == urn or _entity_type(other) not in step.entity_types:
                    continue
                edge = _relationship(urn, other, step.relationship, audit)
                if window is None or window.shows(edge):
                    found.setdefault(other, edge)
        return [*found.values()]

    def _others(self, urn: str, step: LineageStep) -> list[tuple[str, str | None]]:
        near, far = (
            ("source_id", "destination_id") if step.outgoing else ("destination_id", "source_id")
        )
        return self._index.connection.execute(
            "SELECT text, audit FROM edge"  # noqa: S608  (column names)
            f" JOIN urn ON urn.id = {far}"
            f" WHERE {near} = (SELECT id FROM urn WHERE text = ?) AND relationship = ?"
            f" ORDER BY {far}",
            (urn, step.relationship),
        ).fetchall()

    def _is_alive(self, urn: str) -> bool:
        status = self._index.store.aspect(urn, "status")
        removed = status is not None and status.value.get("removed") is True
        return not removed and self._index.store.exists(urn)


def _relationship(
    urn: str, other: str, relationship: str, audit: str | None
) -> LineageRelationship:
    known: JsonObject = {} if audit is None else json.loads(audit)
    created_on, created_actor = _stamp(known.get("created"))
    updated_on, updated_actor = _stamp(known.get("updated"))
    properties = known.get("properties")
    return LineageRelationship(
        type=relationship,
        urn=other,
        degree=1,
        created_on=created_on,
        created_actor=created_actor,
        updated_on=updated_on,
        updated_actor=updated_actor,
        is_manual=isinstance(properties, dict) and properties.get("source") == "UI",
        path=(urn, other),
    )


def _stamp(value: JsonValue) -> tuple[int | None, str | None]:
    if not isinstance(value, dict):
        return None, None
    time, actor = value.get("time"), value.get("actor")
    return time if isinstance(time, int) else None, actor if isinstance(actor, str) else None


def _entity_type(urn: str) -> str:
    entity_type = Urn.parse(urn).entity_type
    spec = entity_spec(entity_type)
    return entity_type if spec is None else spec.name
