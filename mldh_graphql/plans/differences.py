"""What of a description differs from what DataHub has, field by field and entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import (
    AuditStamp,
    HyperParam,
    Link,
    Metric,
    MLModel,
    Owner,
    default_version_set,
)

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

__all__ = ["STATE_FIELDS", "Difference", "differences", "entries_of", "shown", "unfinished_version"]

STATE_FIELDS: Final = frozenset(
    {"run_result", "start_timestamp", "end_timestamp", "attempt", "native_result_type"}
)
"""What the events of a run amount to."""

_LONGEST_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, or one entry of a list or map, that is not as described.

    Attributes:
        field: The field of the entity.
        entry: Which entry of the list or map; ``None`` where the field is a single value.
        seen: What DataHub has; ``None`` if it has nothing.
        wanted: What the description says; ``None`` if it has nothing, so that this is removed.
    """

    field: str
    entry: str | None
    seen: object
    wanted: object

    @property
    def mark(self) -> str:
        """``+`` for what is added, ``-`` for what is removed, ``~`` for what changes."""
        if self.seen is None:
            return "+"
        return "-" if self.wanted is None else "~"

    @property
    def place(self) -> str:
        """The field, with the entry if there is one."""
        return self.field if self.entry is None else f"{self.field}[{shown(self.entry)}]"

    def __str__(self) -> str:
        seen, wanted = shown(self.seen), shown(self.wanted)
        if self.mark == "~":
            return f"~ {self.place}: {seen} → {wanted}"
        value = wanted if self.mark == "+" else seen
        one = self.wanted if self.seen is None else self.seen
        # Of most lists, the entry itself is all there is to say.
        place = self.field if isinstance(one, Owner) or one == self.entry else self.place
        return f"{self.mark} {place}: {value}"


def differences(
    wanted: AnyEntity, seen: AnyEntity | None
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """Return what is to be written, and what DataHub has beyond the description.

    A field that the description leaves out is not compared. In lists and maps that it does have,
    entries of others are the second part of the answer.
    """
    todo: list[Difference] = []
    beyond: list[Difference] = []
    for each in fields(wanted):
        name, value = each.name, getattr(wanted, each.name)
        if not each.compare or name == "urn" or value is None:
            continue
        found = None if seen is None else getattr(seen, name)
        if isinstance(value, tuple | Mapping):
            missing, more = _entry_differences(name, entries_of(value), entries_of(found))
            todo += missing
            # A default was not said, so it says nothing about the entries of others.
            beyond += more if value != each.default else ()
        elif not _same(name, wanted, seen, value, found):
            todo.append(Difference(name, None, found, value))
    if isinstance(wanted, MLModel) and isinstance(seen, MLModel):
        todo += _missing_version_set(wanted, seen)
    return tuple(todo), tuple(beyond)


def _entry_differences(
    name: str, here: Mapping[str, object], there: Mapping[str, object]
) -> tuple[list[Difference], list[Difference]]:
    missing = [
        Difference(name, entry, there.get(entry), one)
        for entry, one in here.items()
        if there.get(entry) != one
    ]
    more = [Difference(name, entry, one, None) for entry, one in there.items() if entry not in here]
    return missing, more


def _missing_version_set(wanted: MLModel, seen: MLModel) -> list[Difference]:
    if wanted.version_set is not None or not unfinished_version(wanted, seen):
        return []
    return [Difference("version_set", None, None, default_version_set(wanted.urn))]


def unfinished_version(wanted: MLModel, seen: MLModel) -> bool:
    """Return whether a program that knows no version sets wrote the version."""
    return wanted.version is not None and seen.version is not None and seen.version_set is None


def entries_of(value: object) -> dict[str, object]:
    """Return the entries of a list or map, each by what tells it from the others."""
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, tuple):
        return {_key(one): one for one in value}
    return {}


def _key(entry: object) -> str:
    match entry:
        case Metric() | HyperParam():
            return entry.name
        case Link():
            return entry.url
        case Owner():
            return f"{entry.urn} as {entry.type_name}"
        case _:
            return str(entry)


def _same(
    name: str, wanted: AnyEntity, seen: AnyEntity | None, value: object, found: object
) -> bool:
    if value == found:
        return True
    if seen is None:
        return False
    if name == "name":
        # Where none is stored, DataHub shows the one in the URN.
        own = {None, wanted.urn.name, wanted.urn.display_name}
        return value in own and found in own
    return False


def shown(value: object) -> str:  # noqa: C901, PLR0911 - a table
    """Return a value for people, on one line, with everything odd escaped."""
    match value:
        case None:
            return "nothing"
        case AuditStamp():
            return shown(value.time) + (f" by {shown(value.actor)}" if value.actor else "")
        case Metric() | HyperParam():
            more = [shown(value.value)]
            if value.description is not None:
                more.append(shown(value.description))
            if value.created_at is not None:
                more.append(f"at {shown(value.created_at)}")
            return ", ".join(more)
        case Link():
            stamp = f", added {shown(value.created)}" if value.created else ""
            return shown(value.description) + stamp
        case Owner():
            return f"{shown(value.urn)} as {shown(value.type)}"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case Enum():
            return str(value.value)
        case str():
            return _quoted(str.__str__(value))
        case tuple():
            return ", ".join(shown(each) for each in value)
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    if text.startswith("urn:li:") and text.isprintable():
        return text
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    # repr() escapes what a terminal must not get: control characters and changes of direction.
    return repr(cut)
