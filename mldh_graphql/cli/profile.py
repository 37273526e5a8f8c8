"""An entity with what is around it, as a page for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from rich.text import Text

from mldh_graphql.cli.layout import Page
from mldh_graphql.cli.output import text
from mldh_graphql.cli.shapes import document_of, kind_of
from mldh_graphql.cli.wording import duration, moment, result, stamp
from mldh_graphql.entities import (
    AuditStamp,
    HyperParam,
    Link,
    Metric,
    MLModel,
    MLTrainingRun,
    Owner,
    RunEvent,
    default_version_set,
)
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.layout import Cell
    from mldh_graphql.cli.surroundings import Surroundings
    from mldh_graphql.entities import Entity

__all__ = ["document", "rendered"]

_IN_HEADING: Final = frozenset({"urn", "name", "removed", "is_latest", "aliases"})
_NAMED_BY_ID: Final = frozenset({"tag", "glossaryTerm", "domain", "dataPlatform", "corpuser"})
_FIRST: Final = ("run_result", "version", "description")
_IN_RESULT: Final = frozenset({"start_timestamp", "end_timestamp", "native_result_type", "attempt"})


def document(found: Surroundings) -> JsonValue:
    """Return the entity, what links to it, and what everything is called."""
    return {
        **document_of(found.entity),
        "linked_from": {
            label: [str(each) for each in urns] for label, urns in found.linked_from.items()
        },
        "versions": [str(each) for each in found.versions],
        "names": {str(urn): name for urn, name in found.names.items()},
    }


def rendered(found: Surroundings) -> Sequence[str | Text | Page]:
    """Return a heading and a page of all fields that say something."""
    entity = found.entity
    heading = Text.assemble(
        text(entity.name or entity.urn.display_name, "bold"), f" · {kind_of(entity.urn)}"
    )
    if entity.removed:
        heading.append(" · hidden (soft-deleted)", "red")
    return heading, text(entity.urn, "dim"), "", Page(list(_lines(found)))


def _lines(found: Surroundings) -> Iterator[tuple[str, Sequence[Cell]]]:
    entity = found.entity
    names = [each.name for each in fields(entity) if each.name not in _IN_HEADING]
    for name in sorted(names, key=lambda each: (each not in _FIRST, names.index(each))):
        if _is_said_elsewhere(entity, name):
            continue
        values = list(_values(entity, name, found))
        if values:
            yield name.replace("_", " "), values
    for label, urns in found.linked_from.items():
        if urns:
            yield label.replace("_", " "), [line for urn in urns for line in _link(urn, found)]
    if found.versions:
        yield "versions", [line for urn in found.versions for line in _link(urn, found)]


def _is_said_elsewhere(entity: Entity, name: str) -> bool:
    if isinstance(entity, MLTrainingRun):
        # One start and one end are what the result says.
        return name in _IN_RESULT or (name == "events" and len(entity.events) <= 2)
    if isinstance(entity, MLModel) and name == "version_set":
        return entity.version_set == default_version_set(entity.urn)
    return False


def _values(entity: Entity, name: str, found: Surroundings) -> Iterator[Cell]:
    value = getattr(entity, name)
    if isinstance(entity, MLModel) and name == "version" and entity.version is not None:
        yield from _version(entity)
    elif isinstance(entity, MLTrainingRun) and name == "run_result":
        yield from _state(entity)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            shown = ", ".join(map(str, each)) if isinstance(each, tuple) else str(each)
            yield f"{key.display_name if isinstance(key, Urn) else key}: {shown}"
    elif isinstance(value, tuple) and value and isinstance(value[0], Metric | HyperParam):
        width = max(len(each.name) for each in value)
        for each in value:
            yield _named(each, width)
    else:
        for each in value if isinstance(value, tuple) else (value,):
            yield from _one(each, found)


def _version(model: MLModel) -> Iterator[Cell]:
    shown = text(model.version or "")
    for alias in model.aliases or ():
        shown.append_text(text(f"  @{alias}", "cyan"))
    if model.is_latest:
        shown.append("  latest", "green")
    yield shown


def _state(run: MLTrainingRun) -> Iterator[Cell]:
    shown = result(run)
    if not shown:
        return
    line = Text.assemble(shown)
    if run.native_result_type not in (None, run.run_result):
        line.append_text(text(f" ({run.native_result_type})"))
    took = duration(run.start_timestamp, run.end_timestamp)
    if took:
        line.append(f" after {took}")
    if run.attempt is not None:
        line.append(f", attempt {run.attempt}")
    yield line
    if run.start_timestamp is not None:
        yield f"started {moment(run.start_timestamp)}"
    if run.end_timestamp is not None:
        yield f"ended {moment(run.end_timestamp)}"


def _named(value: Metric | HyperParam, width: int) -> Text:
    line = text(value.name.ljust(width))
    line.append("  ")
    line.append_text(text("nothing" if value.value is None else value.value))
    if value.description:
        line.append_text(text(f"  {value.description}", "dim"))
    if value.created_at is not None:
        line.append(f"  at {moment(value.created_at)}", "dim")
    return line


def _one(value: object, found: Surroundings) -> Iterator[Cell]:
    match value:
        case None:
            return
        case Urn():
            yield from _link(value, found)
        case AuditStamp():
            yield stamp(value)
        case Owner():
            role = value.type
            named = role.display_name if isinstance(role, Urn) else role.value
            yield f"{value.urn.display_name} ({named})"
        case Link():
            yield (
                value.url if value.description == value.url else f"{value.description} {value.url}"
            )
        case RunEvent():
            said = f" {value.result.value}" if value.result is not None else ""
            yield f"{value.status.value}{said} at {moment(value.timestamp)}"
        case datetime():
            yield moment(value)
        case Enum():
            yield str(value.value)
        case str():
            yield from value.splitlines()
        case _:
            yield str(value)


def _link(urn: Urn, found: Surroundings) -> Iterator[Cell]:
    """Return what is linked by its name, with the URN below it that other commands take."""
    if urn == found.entity.urn:
        yield Text.assemble(text(found.names[urn]), (" (this one)", "dim"))
        return
    name = found.names.get(urn)
    if name is None and urn.entity_type in _NAMED_BY_ID:
        yield urn.display_name
        return
    if name is not None:
        yield text(name)
    shown = text(urn if name is None else f"  {urn}", "dim")
    shown.no_wrap = True
    yield shown
