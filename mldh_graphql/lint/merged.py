"""What an entity will be once its description is applied to what DataHub has."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.entities import (
    FrozenMapping,
    HyperParam,
    Link,
    Metric,
    MLTrainingRun,
    Owner,
)
from mldh_graphql.verification.fields import STATE_FIELDS

if TYPE_CHECKING:
    from mldh_graphql.entities import Entity

__all__ = ["merged"]

_EntityT = TypeVar("_EntityT", bound="Entity")


def merged(described: _EntityT, stored: Entity | None) -> _EntityT:
    """Return what is said over what is stored; entries of lists and mappings are added."""
    if stored is None or type(stored) is not type(described):
        return described
    values = {
        each.name: _merged_value(getattr(described, each.name), getattr(stored, each.name))
        for each in fields(described)
    }
    values["removed"] = stored.removed
    if isinstance(described, MLTrainingRun) and isinstance(stored, MLTrainingRun):
        last = stored if _last_event(stored) > _last_event(described) else described
        values |= {name: getattr(last, name) for name in STATE_FIELDS}
        values["events"] = last.events
    result = copy(described)
    for name, value in values.items():
        # Everything in it was checked when description and answer were made.
        object.__setattr__(result, name, value)
    return result


def _last_event(run: MLTrainingRun) -> float:
    return max((event.timestamp.timestamp() for event in run.events), default=float("-inf"))


def _merged_value(said: object, stored: object) -> object:
    if said is None:
        return stored
    if isinstance(said, tuple) and isinstance(stored, tuple):
        entries = {_key(each): each for each in stored}
        entries |= {_key(each): each for each in said}
        return tuple(entries.values())
    if isinstance(said, Mapping) and isinstance(stored, Mapping):
        return FrozenMapping({**stored, **said})
    return said


def _key(value: object) -> object:
    match value:
        case Metric() | HyperParam():
            return value.name
        case Link():
            return value.url
        case Owner():
            return value.urn, value.type_name
        case _:
            return value
