"""What two stores of aspects differ in, field by field, and why that is as it should be."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"
Aspects: TypeAlias = "dict[str, dict[str, Json]]"
"""Values by URN and aspect."""

NOTHING = "—"
_KEYS = ("name", "destinationUrn", "versionTag", "tag", "urn", "owner", "fieldPath", "status")
"""What an element of a list is known by."""
_DAY_MS = 24 * 3600 * 1000
_MILLISECONDS = re.compile(r"\b\d{13}\b")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not the same.

    Attributes:
        urn: The entity.
        aspect: The aspect's name.
        path: The field within the aspect, empty for the aspect as a whole.
        ours: What the one has there.
        theirs: What the other has there.
    """

    urn: str
    aspect: str
    path: str
    ours: str
    theirs: str

    @property
    def place(self) -> str:
        """Entity type, aspect and field, without what names single entities."""
        return ".".join(filter(None, (self.urn.split(":")[2], self.aspect, self.path)))


@dataclass(slots=True)
class Reason:
    """Why some fields differ.

    Attributes:
        place: A pattern of the places it explains, as a whole.
        text: The reason.
        ours: A pattern of what the one has there.
        theirs: A pattern of what the other has there.
        explained: The differences that it has explained.
    """

    place: str
    text: str
    ours: str = ".*"
    theirs: str = ".*"
    explained: list[Difference] = field(default_factory=list)

    def takes(self, difference: Difference) -> bool:
        """Whether it explains a difference, which it then keeps."""
        fits = all(
            re.fullmatch(pattern, text, re.DOTALL) is not None
            for pattern, text in (
                (self.place, difference.place),
                (self.ours, difference.ours),
                (self.theirs, difference.theirs),
            )
        )
        if fits:
            self.explained.append(difference)
        return fits


def differences(ours: Aspects, theirs: Aspects) -> list[Difference]:
    """Everything in which two stores differ, ordered by entity, aspect and field."""
    found: list[Difference] = []
    for urn in sorted({*ours, *theirs}):
        mine, other = ours.get(urn, {}), theirs.get(urn, {})
        for aspect in sorted({*mine, *other}):
            if aspect not in mine or aspect not in other:
                texts = (_text(mine.get(aspect)), _text(other.get(aspect)))
                found.append(Difference(urn, aspect, "", *texts))
                continue
            left, right = _fields(mine[aspect]), _fields(other[aspect])
            for path in sorted({*left, *right}):
                texts = (left.get(path, NOTHING), right.get(path, NOTHING))
                if texts[0] != texts[1]:
                    found.append(Difference(urn, aspect, path, *texts))
    return found


def unexplained(found: list[Difference], reasons: list[Reason]) -> list[Difference]:
    """The differences that no reason explains; the first reason that fits keeps a difference."""
    return [one for one in found if not any(reason.takes(one) for reason in reasons)]


def _fields(value: Json, path: str = "") -> dict[str, str]:
    if isinstance(value, dict) and value:
        return {
            inner: text
            for name, member in value.items()
            for inner, text in _fields(member, f"{path}.{name}" if path else name).items()
        }
    if isinstance(value, list) and value:
        return {
            inner: text
            for place, member in enumerate(value)
            for inner, text in _fields(member, f"{path}[{_key(member, place)}]").items()
        }
    return {path: _text(value)}


def _key(member: Json, place: int) -> str:
    if isinstance(member, dict):
        for name in _KEYS:
            if name in member:
                return str(member[name])
    return member if isinstance(member, str) else str(place)


def _text(value: Json) -> str:
    """A value as text; moments of this day are all the same."""
    if value is None:
        return NOTHING
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return _MILLISECONDS.sub(_moment, text)


def _moment(found: re.Match[str]) -> str:
    return "now" if abs(time.time() * 1000 - int(found[0])) < _DAY_MS else found[0]
