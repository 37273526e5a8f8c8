"""Which fields of an entity DataHub has otherwise than described: a pure function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import (
    HyperParam,
    Link,
    Metric,
    MLModel,
    MLTrainingRun,
    Owner,
    default_version_set,
)
from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.links import LINK_FIELDS, links_of
from mldh_graphql.verification.wording import shown

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity

__all__ = ["STATE_FIELDS", "described_fields", "field_deviations", "is_stub"]

STATE_FIELDS: Final = (
    "run_result",
    "native_result_type",
    "attempt",
    "start_timestamp",
    "end_timestamp",
)
"""What a run's events amount to; DataHub has it only in its index."""

_ELSEWHERE: Final = frozenset({"urn", *STATE_FIELDS, *LINK_FIELDS})


def described_fields(entity: AnyEntity) -> int:
    """Return how many values the entity says, entries of lists and mappings counted one by one."""
    count = 0
    for name in _field_names(entity):
        value = getattr(entity, name)
        if value is not None:
            count += len(value) if isinstance(value, tuple | Mapping) else 1
    return count + sum(getattr(entity, name, None) is not None for name in STATE_FIELDS)


def field_deviations(described: AnyEntity, stored: Entity, *, exact: bool) -> Iterator[Deviation]:
    """Return what the database has otherwise; links and a run's state are looked at elsewhere.

    Args:
        described: What is to be there; a field that is ``None`` is not looked at.
        stored: What DataHub has.
        exact: Whether what DataHub has besides is a deviation, too.
    """
    for name in _field_names(described):
        expected, actual = getattr(described, name), getattr(stored, name)
        if isinstance(expected, tuple | Mapping) or isinstance(actual, tuple | Mapping):
            yield from _entries(described, name, expected, actual, exact=exact)
            continue
        wanted = _normalised(described, name, expected)
        found = _normalised(described, name, actual)
        if wanted == found or (expected is None and not exact):
            continue
        if expected is None:
            if isinstance(described, MLTrainingRun) and name in {"name", "created"}:
                # DataHub demands them, so a default was written.
                continue
            kind = DeviationKind.NOT_DESCRIBED
        else:
            kind = DeviationKind.MISSING if actual is None else DeviationKind.DIFFERS
        yield Deviation(
            urn=described.urn,
            kind=kind,
            field=name,
            expected=shown(expected),
            actual=shown(actual),
        )


def is_stub(described: AnyEntity, stored: Entity) -> bool:
    """Return whether DataHub has nothing at all of an entity that says something."""
    if described_fields(described) == 0 and not any(links_of(described)):
        return False
    # Models, groups and data sets get a platform from their URN, whatever is written.
    names = [name for name in _field_names(stored) if name != "platform"]
    for name in (*names, *LINK_FIELDS, "events"):
        if getattr(stored, name, None) not in (None, (), {}):
            return False
    return True


def _field_names(entity: Entity) -> list[str]:
    return [each.name for each in fields(entity) if each.compare and each.name not in _ELSEWHERE]


def _normalised(entity: AnyEntity, name: str, value: object) -> object:
    # Where nothing was said, DataHub shows the name in the URN.
    if name == "name" and value in {entity.urn.name, entity.urn.display_name}:
        return None
    if name == "version_set" and isinstance(entity, MLModel):
        return None if value == default_version_set(entity.urn) else value
    return value


def _entries(
    described: AnyEntity, name: str, expected: object, actual: object, *, exact: bool
) -> Iterator[Deviation]:
    wanted, found = _by_key(expected), _by_key(actual)
    for key, values in wanted.items():
        value, others = values[0], found.get(key, ())
        if value in others:
            continue
        yield Deviation(
            urn=described.urn,
            kind=DeviationKind.DIFFERS if others else DeviationKind.MISSING,
            field=_place(name, key),
            expected=shown(value),
            actual=shown(others[0]) if others else None,
        )
    if not exact:
        return
    for key, values in found.items():
        if key not in wanted:
            yield Deviation(
                urn=described.urn,
                kind=DeviationKind.NOT_DESCRIBED,
                field=_place(name, key),
                actual=shown(values[0]),
            )


def _by_key(values: object) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    if isinstance(values, Mapping):
        for key, value in values.items():
            found[str(key)] = [value]
    elif isinstance(values, tuple):
        for value in values:
            found.setdefault(_key(value), []).append(value)
    return found


def _key(value: object) -> str:
    match value:
        case Metric() | HyperParam():
            return value.name
        case Link():
            return value.url
        case Owner():
            return f"{value.urn} as {value.type_name}"
        case _:
            return str(value)


def _place(name: str, key: str) -> str:
    return f"{name}[{shown(key)}]"
