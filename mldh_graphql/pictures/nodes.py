"""An entity as a node of a picture: what it is called, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import (
    EXPERIMENT_SUB_TYPE,
    TRAINING_RUN_SUB_TYPE,
    AuditStamp,
    HyperParam,
    Link,
    Metric,
    MLModel,
    MLTrainingRun,
    Owner,
    default_version_set,
)
from mldh_graphql.lineage import LineageNode, NodeField
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mldh_graphql.entities import Entity

__all__ = ["MISSING", "node_of"]

MISSING: Final = "missing"
"""The badge of what others link to and DataHub does not have."""

_ELSEWHERE: Final = frozenset({"urn", "name", "events", "is_latest"})
"""What a picture shows anyway, or in other words."""
_SECTIONS: Final = {
    "custom_properties": "Custom properties",
    "hyper_params": "Hyper-parameters",
    "structured_properties": "Structured properties",
    "training_metrics": "Training metrics",
}
_NOTHING: Final[tuple[object, ...]] = (None, (), {}, "")
_ROMAN: Final = {"id": "ID", "external_url": "external URL", "output_urls": "output URLs"}


def node_of(
    urn: Urn, entity: Entity | None, *, exists: bool = True, columns: Sequence[tuple[str, str]] = ()
) -> LineageNode:
    """Return the node of an entity.

    Args:
        urn: Which entity.
        entity: What is known of it; nothing, if it is no noun of this library.
        exists: Whether DataHub has it.
        columns: Name and type of its columns, if it is a data set and they are to be shown.
    """
    name = entity.name if entity and entity.name else urn.display_name
    kind = urn.noun if urn.kind else urn.entity_type
    said = (*_identity(urn), *(_fields(entity) if entity else ()))
    # Sections follow what has none.
    shown = (NodeField(name, type_, "Columns") for name, type_ in columns)
    ordered = sorted((*said, *shown), key=lambda field: bool(field.section))
    badges = (
        *(_badges(entity) if entity else ()),
        *([f"{len(columns)} column{'s' * (len(columns) != 1)}"] if columns else []),
        *([] if exists else [MISSING]),
        *(["removed"] if entity and entity.removed else []),
    )
    return LineageNode(urn, kind.partition(" (")[0], name, badges, tuple(ordered), exists)


def _badges(entity: Entity) -> Iterator[str]:
    if isinstance(entity, MLModel):
        if entity.version:
            yield entity.version
        for alias in entity.aliases or ():
            yield f"@{alias}"
    elif isinstance(entity, MLTrainingRun) and entity.run_result:
        yield entity.run_result.value


def _identity(urn: Urn) -> Iterator[NodeField]:
    for name in ("platform", "env"):
        part = getattr(urn, name, None)
        if part is not None:
            yield NodeField(name, _text(part))


def _fields(entity: Entity) -> Iterator[NodeField]:
    for each in fields(entity):
        value = getattr(entity, each.name)
        if (
            each.name in _ELSEWHERE
            or value is False
            or value in _NOTHING
            or _is_usual(entity, value)
        ):
            continue
        section = _SECTIONS.get(each.name)
        if section is not None:
            yield from (NodeField(name, text, section) for name, text in _named(value))
            continue
        name = _ROMAN.get(each.name) or each.name.replace("_", " ").removesuffix(" timestamp")
        yield NodeField(name, "yes" if value is True else _text(value))
        if each.name == "end_timestamp" and isinstance(entity, MLTrainingRun):
            start, end = entity.start_timestamp, entity.end_timestamp
            if start is not None and end is not None:
                yield NodeField("duration", f"{(end - start).total_seconds():g} s")
    if isinstance(entity, MLModel) and entity.is_latest:
        yield NodeField("latest version", "yes")


def _is_usual(entity: Entity, value: object) -> bool:
    """Return whether it is what everybody would expect, and says nothing new."""
    if isinstance(entity, MLModel) and value == default_version_set(entity.urn):
        return True
    return value in ((TRAINING_RUN_SUB_TYPE,), (EXPERIMENT_SUB_TYPE,))


def _named(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield _text(name), _text(each)
    elif isinstance(value, tuple):
        for each in value:
            if isinstance(each, Metric | HyperParam):
                yield each.name, "" if each.value is None else each.value


def _text(value: object) -> str:
    match value:
        case Urn():
            text = value.display_name
        case tuple():
            text = ", ".join(map(_text, value))
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M:%S} UTC"
        case AuditStamp():
            text = _text(value.time) + (f" by {_text(value.actor)}" if value.actor else "")
        case Owner():
            text = f"{_text(value.urn)} ({_text(value.type)})"
        case Link():
            text = value.url
        case _:
            text = str(value)
    return text
