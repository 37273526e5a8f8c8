"""Kinds of values: how each is read from a file, written to it, and described in JSON Schema."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from mldh_graphql.entities.audit_stamp import AuditStamp
from mldh_graphql.entities.times import checked_time
from mldh_graphql.errors import InvalidUrnError, InvalidValueError
from mldh_graphql.system.documents import Listing, Record, Scalar
from mldh_graphql.system.places import nearest
from mldh_graphql.urns import CorpUserUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.system.documents import Node

__all__ = [
    "Choice",
    "Kind",
    "Many",
    "Names",
    "Stamp",
    "Text",
    "TextMap",
    "Time",
    "Whole",
    "YamlValue",
    "as_text",
    "checked",
]

YamlValue: TypeAlias = (
    "None | bool | int | float | str | datetime | list[YamlValue] | dict[str, YamlValue]"
)
"""What a file can hold."""


@dataclass(frozen=True, slots=True)
class Names:
    """The local ids of a system, in both directions."""

    urns: Mapping[str, Urn]
    keys: Mapping[str, str] = field(default_factory=dict)


class Kind(ABC):
    """A kind of value."""

    @abstractmethod
    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""

    @abstractmethod
    def read(self, node: Node, names: Names) -> object:
        """Return the value of a node; raise `SystemFileError` where it is wrong."""

    @abstractmethod
    def write(self, value: object, names: Names) -> YamlValue:
        """Return what stands for the value in a file."""


def as_text(node: Node) -> str:
    """Return a text; numbers and the like are refused, since YAML would change them."""
    if isinstance(node, Scalar):
        if isinstance(node.value, str):
            return node.value
        if node.value is None:
            raise node.place.error("text is expected; write a value, or leave the key out")
        raise node.place.error(
            f'text is expected, not {node.noun}; put it in quotes: "{node.source}"'
        )
    raise node.place.error(f"text is expected, not {node.noun}")


def checked(node: Node, make: Callable[[], object]) -> object:
    """Return what is made; an error names the place."""
    try:
        return make()
    except InvalidValueError as error:
        raise node.place.error(error.reason) from None
    except InvalidUrnError as error:
        raise node.place.error(str(error)) from None


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """A text."""

    shortest: int = 0

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {"type": "string", "minLength": 1} if self.shortest else {"type": "string"}

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the text."""
        text = as_text(node)
        if len(text) < self.shortest:
            raise node.place.error("it is empty; write a value, or leave the key out")
        return text

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the text."""
        return str.__str__(cast("str", value))


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of some words."""

    words: type[StrEnum]

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {"enum": [each.value for each in self.words]}

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the word."""
        text = as_text(node)
        valid = [each.value for each in self.words]
        if text not in valid:
            raise node.place.error(
                f"{text!r} is not possible here; {nearest(text, valid, what='valid words')}"
            )
        return self.words(text)

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the word."""
        return str(value)


class Whole(Kind):
    """A whole number that is not negative."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the number."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise node.place.error(f"a whole number is expected, not {node.noun}")

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the number."""
        return cast("int", value)


_TIME_SCHEMA: Final[dict[str, JsonValue]] = {
    "type": ["string", "integer"],
    "description": "A time with its zone, such as 2021-08-10T08:00:00Z, or milliseconds since 1970",
}


class Time(Kind):
    """A point in time: ISO 8601 with a zone, or milliseconds since 1970."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return dict(_TIME_SCHEMA)

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the time."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str):
            try:
                time = datetime.fromisoformat(value)
            except ValueError:
                raise node.place.error(
                    f"{value!r} is no time; write it like 2021-08-10T08:00:00Z"
                ) from None
            return checked(node, lambda: checked_time("time", time))
        if isinstance(value, int) and not isinstance(value, bool):
            return checked(node, lambda: checked_time("time", value))
        raise node.place.error(
            f"a time like 2021-08-10T08:00:00Z or milliseconds since 1970 are expected, "
            f"not {node.noun}"
        )

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the time."""
        return cast("datetime", value).astimezone(UTC)


class Stamp(Kind):
    """When, and by whom: a time, or a mapping."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        record: dict[str, JsonValue] = {
            "type": "object",
            "properties": {
                "time": dict(_TIME_SCHEMA),
                "actor": {"type": "string", "description": "A user's name, or a URN"},
            },
            "required": ["time"],
            "additionalProperties": False,
        }
        return {"anyOf": [dict(_TIME_SCHEMA), record]}

    def read(self, node: Node, names: Names) -> object:
        """Return the stamp."""
        if not isinstance(node, Record):
            time = cast("datetime", Time().read(node, names))
            return checked(node, lambda: AuditStamp(time))
        node.check_keys(("time", "actor"))
        if "time" not in node.entries:
            raise node.place.error("the time is missing")
        time = cast("datetime", Time().read(node.entries["time"], names))
        if "actor" not in node.entries:
            return AuditStamp(time)
        actor = as_text(node.entries["actor"])
        return checked(node.entries["actor"], lambda: AuditStamp(time, actor))

    def write(self, value: object, names: Names) -> YamlValue:
        """Return the time alone if nobody is known."""
        stamp = cast("AuditStamp", value)
        time = Time().write(stamp.time, names)
        if stamp.actor is None:
            return time
        return {"time": time, "actor": short_user(stamp.actor)}


@dataclass(frozen=True, slots=True)
class Many(Kind):
    """A list without doubles."""

    each: Kind

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {"type": "array", "items": self.each.schema(), "uniqueItems": True}

    def read(self, node: Node, names: Names) -> object:
        """Return the values."""
        if not isinstance(node, Listing):
            raise node.place.error(f"a list is expected, not {node.noun}")
        found: dict[object, None] = {}
        for item in node.items:
            value = self.each.read(item, names)
            if value in found:
                raise item.place.error(f"{str(value)!r} is there twice")
            found[value] = None
        return tuple(found)

    def write(self, value: object, names: Names) -> YamlValue:
        """Return the list; what DataHub had twice is there once."""
        values = dict.fromkeys(cast("tuple[object, ...]", value))
        return [self.each.write(each, names) for each in values]


class TextMap(Kind):
    """Texts by key."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "propertyNames": {"minLength": 1},
        }

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the texts."""
        if not isinstance(node, Record):
            raise node.place.error(f"a mapping is expected, not {node.noun}")
        return {key: as_text(value) for key, value in node.entries.items()}

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the texts."""
        return dict(cast("Mapping[str, str]", value))


def short_user(urn: str) -> str:
    """Return the name of a user if that is enough to find the URN again, else the URN."""
    return short_id(CorpUserUrn, urn)


def short_id(kind: type[CorpUserUrn | Urn], urn: str) -> str:
    """Return the bare id of a URN if that is enough to find it again, else the URN."""
    typed = Urn.returned(urn)
    if not isinstance(typed, kind):
        return str(typed)
    name = typed.display_name
    if name.startswith("urn:"):
        return str(typed)
    try:
        same = cast("type[CorpUserUrn]", kind).build(name) == typed
    except InvalidUrnError:
        same = False
    return name if same else str(typed)
