"""What an aspect's document contributes to the graph and to the search index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    EdgeRule,
    Field,
    MapOf,
    Record,
    Schema,
    SearchRule,
    UnionOf,
)
from mldh_graphql.server.registry import aspect_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.json_types import JsonObject, JsonValue

_EVERY = "*"
_KEYS = "$key"


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship from the entity that stores the aspect to another one.

    Attributes:
        relationship: Its name.
        destination: The URN of the other entity, as written.
        aspect: The aspect it comes from.
        lineage: Whether it is part of lineage.
        upstream: Whether the destination is upstream; means something for lineage only.
        created_ms: When it was made, if the aspect says so.
        created_actor: Who made it.
        updated_ms: When it was changed last.
        updated_actor: Who changed it last.
        properties: What else the aspect says of it.
    """

    relationship: str
    destination: str
    aspect: str
    lineage: bool = False
    upstream: bool = True
    created_ms: int | None = None
    created_actor: str | None = None
    updated_ms: int | None = None
    updated_actor: str | None = None
    properties: JsonObject | None = None


def edges(
    entity_type: str,  # noqa: ARG001 - the name of a relationship is unique per entity type only
    aspect: str,
    document: JsonObject,
) -> Iterator[Edge]:
    """The relationships that a document stands for, in the order of its fields.

    Args:
        entity_type: The type of the entity that stores the document.
        aspect: The aspect's name.
        document: Its document, valid.

    Yields:
        One edge for every URN in a field with a relationship.
    """
    for rule in edge_rules(aspect_record(aspect)):
        for destination, holder in _values(document, rule.path, {}):
            if isinstance(destination, str):
                yield _edge(rule, destination, aspect, holder)


def search_fields(
    entity_type: str,  # noqa: ARG001 - as in `edges`
    aspect: str,
    document: JsonObject,
) -> dict[str, list[JsonValue]]:
    """The fields of the search index that a document fills.

    Entries of maps become ``key=value``. Fields that tell whether there are values are ``[True]``
    or ``[False]``, counts are one number. Fields without values are left out.

    Args:
        entity_type: The type of the entity that stores the document.
        aspect: The aspect's name.
        document: Its document, valid.

    Returns:
        The values by the name of the field.
    """
    found: dict[str, list[JsonValue]] = {}
    for rule in search_rules(aspect_record(aspect)):
        values = [value for value, _ in _values(document, rule.path, {}) if value is not None]
        if values:
            found.setdefault(rule.name, []).extend(values)
        if rule.has_values is not None:
            known = found.setdefault(rule.has_values, [False])
            known[0] = bool(known[0] or values)
        if rule.num_values is not None:
            found[rule.num_values] = [len(values)]
    return found


@cache
def edge_rules(record: Record) -> tuple[EdgeRule, ...]:
    """The edge rules of a record and of all records in it; their paths start at the record."""
    # A rule that is declared further out replaces the inner one for the same path.
    found: dict[tuple[str, ...], EdgeRule] = {}
    for path, field in _fields(record, (), ()):
        for rule in field.edges:
            found.setdefault((*path, *rule.path), replace(rule, path=(*path, *rule.path)))
    return tuple(found.values())


@cache
def search_rules(record: Record) -> tuple[SearchRule, ...]:
    """The search rules of a record and of all records in it; their paths start at the record."""
    found: dict[tuple[str, ...], SearchRule] = {}
    for path, field in _fields(record, (), ()):
        for rule in field.search:
            found.setdefault((*path, *rule.path), replace(rule, path=(*path, *rule.path)))
    return tuple(found.values())


def _fields(
    record: Record, path: tuple[str, ...], outer: tuple[Record, ...]
) -> Iterator[tuple[tuple[str, ...], Field]]:
    inside = (*outer, record)
    for name, field in record.fields.items():
        yield (*path, name), field
    for name, field in record.fields.items():
        for steps, inner in _records(field.schema, (*path, name)):
            if inner not in inside:
                yield from _fields(inner, steps, inside)


def _records(schema: Schema, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Record]]:
    match schema:
        case Record():
            yield path, schema
        case ArrayOf():
            yield from _records(schema.items, (*path, _EVERY))
        case MapOf():
            yield from _records(schema.values, (*path, _EVERY))
        case UnionOf():
            for name, member in schema.members.items():
                yield from _records(member, (*path, name))
        case _:
            return


def _values(
    value: JsonValue, path: tuple[str, ...], holder: JsonObject
) -> Iterator[tuple[JsonValue, JsonObject]]:
    """The values at a path, each with the object around it."""
    if not path:
        yield value, holder
        return
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        if step == _KEYS:
            yield from ((key, value) for key in value)
        elif step != _EVERY:
            if step in value:
                yield from _values(value[step], rest, value)
        else:
            for key, member in value.items():
                if rest or isinstance(member, dict | list):
                    yield from _values(member, rest, value)
                else:
                    yield f"{key}={member}", value
    elif isinstance(value, list) and step == _EVERY:
        for element in value:
            yield from _values(element, rest, holder)


def _edge(rule: EdgeRule, destination: str, aspect: str, holder: JsonObject) -> Edge:
    edge = Edge(rule.relationship, destination, aspect, rule.lineage, rule.upstream)
    if not rule.stamped:
        return edge
    created_ms, created_actor = _stamp(holder.get("created"))
    updated_ms, updated_actor = _stamp(holder.get("lastModified") or holder.get("auditStamp"))
    properties = holder.get("properties")
    return replace(
        edge,
        created_ms=created_ms,
        created_actor=created_actor,
        updated_ms=updated_ms,
        updated_actor=updated_actor,
        properties=properties if isinstance(properties, dict) else None,
    )


def _stamp(value: JsonValue) -> tuple[int | None, str | None]:
    if not isinstance(value, dict):
        return None, None
    time, actor = value.get("time"), value.get("actor")
    return time if isinstance(time, int) else None, actor if isinstance(actor, str) else None
