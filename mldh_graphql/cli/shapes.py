"""Entities as JSON: every field by its name, in a form that stays as it is.

A field that DataHub has nothing for is ``null``. URNs are texts, times are ISO 8601 in UTC, and
lists and mappings keep DataHub's order. ``kind`` is the noun: ``model``, ``model group``,
``experiment``, ``training run`` or ``dataset``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from mldh_graphql.entities import AuditStamp, HyperParam, Link, Metric, Owner, RunEvent
from mldh_graphql.system.nouns import NOUNS

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.entities import Entity
    from mldh_graphql.urns import Urn

__all__ = ["document_of", "iso", "kind_of"]


def kind_of(urn: Urn) -> str:
    """Return what an entity is called: one of the nouns, or DataHub's name of its type."""
    for noun in NOUNS:
        if noun.urn.kind == urn.entity_type:
            return noun.name
    return urn.entity_type


def document_of(entity: Entity) -> dict[str, JsonValue]:
    """Return an entity as JSON."""
    document: dict[str, JsonValue] = {"kind": kind_of(entity.urn)}
    for each in fields(entity):
        document[each.name] = _json(getattr(entity, each.name))
    return document


def iso(time: datetime) -> str:
    """Return a time as ISO 8601 in UTC, with milliseconds only where there are some."""
    precision = "milliseconds" if time.microsecond else "seconds"
    return time.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def _json(value: object) -> JsonValue:  # noqa: PLR0911 - a table
    match value:
        case Enum():
            return str(value.value)
        case bool() | int() | float() | None:
            return value
        case str():
            return str.__str__(value)
        case datetime():
            return iso(value)
        case timedelta():
            return value // timedelta(milliseconds=1)
        case Metric() | HyperParam():
            return {
                "name": value.name,
                "value": value.value,
                "number": value.number,
                "description": value.description,
                "created_at": _json(value.created_at),
            }
        case AuditStamp() | Link() | Owner() | RunEvent():
            return {each.name: _json(getattr(value, each.name)) for each in fields(value)}
        case Mapping():
            return {str.__str__(key): _json(each) for key, each in value.items()}
        case tuple():
            return [_json(each) for each in value]
        case _:  # pragma: no cover - a field of a kind that is not listed above
            raise TypeError(f"no JSON for a {type(value).__name__}")
