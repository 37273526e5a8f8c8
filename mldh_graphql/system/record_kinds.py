"""Kinds of values that are records: metrics, hyper-parameters, owners, links, properties."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from mldh_graphql.entities.link import Link
from mldh_graphql.entities.owner import Owner, OwnershipType
from mldh_graphql.system.documents import Listing, Record, Scalar
from mldh_graphql.system.kinds import (
    Kind,
    Names,
    Stamp,
    Time,
    YamlValue,
    as_text,
    checked,
    short_id,
    short_user,
)
from mldh_graphql.urns import StructuredPropertyUrn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.entities.audit_stamp import AuditStamp
    from mldh_graphql.entities.metric import HyperParam, Metric
    from mldh_graphql.system.documents import Node

__all__ = ["Links", "NamedValues", "Owners", "Properties"]

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")


@dataclass(frozen=True, slots=True)
class NamedValues(Kind):
    """Metrics or hyper-parameters by name: a number, boolean or text, or a record of it."""

    kind: type[Metric | HyperParam]

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        value: dict[str, JsonValue] = {"type": ["number", "string", "boolean"]}
        record: dict[str, JsonValue] = {
            "type": "object",
            "properties": {
                "value": value,
                "description": {"type": "string"},
                "created_at": Time().schema(),
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [value, record]},
            "propertyNames": {"minLength": 1},
        }

    def read(self, node: Node, names: Names) -> object:
        """Return the values."""
        if not isinstance(node, Record):
            raise node.place.error(f"a mapping from name to value is expected, not {node.noun}")
        return tuple(self._one(name, each, names) for name, each in node.entries.items())

    def _one(self, name: str, node: Node, names: Names) -> Metric | HyperParam:
        description: str | None = None
        at: datetime | None = None
        source = node
        if isinstance(node, Record):
            node.check_keys(("value", "description", "created_at"))
            if "value" not in node.entries:
                raise node.place.error("the value is missing")
            source = node.entries["value"]
            if (each := node.entries.get("description")) is not None:
                description = as_text(each)
            if (each := node.entries.get("created_at")) is not None:
                at = cast("datetime", Time().read(each, names))
        value = source.value if isinstance(source, Scalar) else None
        if value is None:
            raise source.place.error(f"a number, boolean or text is expected, not {source.noun}")
        made = checked(source, lambda: self.kind(name, value, description, at))
        return cast("Metric | HyperParam", made)

    def write(self, value: object, names: Names) -> YamlValue:
        """Return the values; those that DataHub has without a value are left out."""
        found: dict[str, YamlValue] = {}
        for each in cast("tuple[Metric | HyperParam, ...]", value):
            if each.value is None:
                continue
            shown = _shown(each.value)
            if each.description is None and each.created_at is None:
                found[each.name] = shown
                continue
            record: dict[str, YamlValue] = {"value": shown}
            if each.description is not None:
                record["description"] = each.description
            if each.created_at is not None:
                record["created_at"] = Time().write(each.created_at, names)
            found[each.name] = record
        return found


def _shown(text: str) -> YamlValue:
    """Return the number or boolean that reads back as this text, if there is one."""
    if text in {"True", "False"}:
        return text == "True"
    if _INTEGER.fullmatch(text) and text != "-0":
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


class Owners(Kind):
    """Owners: user names, URNs, or records with a role."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        who: dict[str, JsonValue] = {
            "type": "string",
            "minLength": 1,
            "description": "A user's name, or the URN of a user or group",
        }
        roles: list[JsonValue] = [each.value for each in OwnershipType]
        record: dict[str, JsonValue] = {
            "type": "object",
            "properties": {
                "urn": who,
                "type": {
                    "description": "The role, or the URN of one that an administrator made",
                    "anyOf": [{"enum": roles}, {"type": "string", "pattern": "^urn:"}],
                },
            },
            "required": ["urn"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": {"anyOf": [who, record]}}

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the owners."""
        if not isinstance(node, Listing):
            raise node.place.error(f"a list of owners is expected, not {node.noun}")
        return tuple(self._one(each) for each in node.items)

    @staticmethod
    def _one(node: Node) -> object:
        if not isinstance(node, Record):
            text = as_text(node)
            return checked(node, lambda: Owner(text))
        node.check_keys(("urn", "type"))
        if "urn" not in node.entries:
            raise node.place.error("the urn is missing: a user's name, or the URN of a group")
        who = as_text(node.entries["urn"])
        checked(node.entries["urn"], lambda: Owner(who))
        if "type" not in node.entries:
            return Owner(who)
        role = as_text(node.entries["type"])
        return checked(node.entries["type"], lambda: Owner(who, role))

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return technical owners by name, others with their role."""
        found: list[YamlValue] = []
        for owner in cast("tuple[Owner, ...]", value):
            who = short_user(owner.urn)
            if owner.type == OwnershipType.TECHNICAL_OWNER:
                found.append(who)
            else:
                found.append({"urn": who, "type": str(owner.type)})
        return found


class Links(Kind):
    """Pages: addresses, records, or a mapping from address to label."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        url: dict[str, JsonValue] = {"type": "string", "minLength": 1}
        record: dict[str, JsonValue] = {
            "type": "object",
            "properties": {
                "url": url,
                "description": {"type": "string", "description": "The label that DataHub shows"},
                "created": Stamp().schema(),
            },
            "required": ["url"],
            "additionalProperties": False,
        }
        labels: dict[str, JsonValue] = {
            "type": "object",
            "description": "Labels by address",
            "additionalProperties": {"type": "string"},
        }
        return {"anyOf": [{"type": "array", "items": {"anyOf": [url, record]}}, labels]}

    def read(self, node: Node, names: Names) -> object:
        """Return the links."""
        if isinstance(node, Listing):
            return tuple(self._one(each, names) for each in node.items)
        if isinstance(node, Record):
            return tuple(self._labelled(url, each) for url, each in node.entries.items())
        raise node.place.error(f"a list of links is expected, not {node.noun}")

    @staticmethod
    def _labelled(url: str, node: Node) -> object:
        label = as_text(node)
        return checked(node, lambda: Link(url, label))

    @staticmethod
    def _one(node: Node, names: Names) -> object:
        if not isinstance(node, Record):
            text = as_text(node)
            return checked(node, lambda: Link(text))
        node.check_keys(("url", "description", "created"))
        if "url" not in node.entries:
            raise node.place.error("the url is missing")
        url = as_text(node.entries["url"])
        label: str | None = None
        created: AuditStamp | None = None
        if (each := node.entries.get("description")) is not None:
            label = as_text(each)
        if (each := node.entries.get("created")) is not None:
            created = cast("AuditStamp", Stamp().read(each, names))
        return checked(node, lambda: Link(url, label, created))

    def write(self, value: object, names: Names) -> YamlValue:
        """Return addresses, or records where there is more to say."""
        found: list[YamlValue] = []
        for link in cast("tuple[Link, ...]", value):
            if link.description == link.url and link.created is None:
                found.append(link.url)
                continue
            record: dict[str, YamlValue] = {"url": link.url}
            if link.description != link.url:
                record["description"] = link.description
            if link.created is not None:
                record["created"] = Stamp().write(link.created, names)
            found.append(record)
        return found


class Properties(Kind):
    """Structured properties: one value or several by the property's id or URN."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        value: dict[str, JsonValue] = {"type": ["number", "string"]}
        several: dict[str, JsonValue] = {"type": "array", "items": value, "minItems": 1}
        return {"type": "object", "additionalProperties": {"anyOf": [value, several]}}

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the values of each property."""
        if not isinstance(node, Record):
            raise node.place.error(
                f"a mapping from property to values is expected, not {node.noun}"
            )
        found: dict[StructuredPropertyUrn, tuple[str | float, ...]] = {}
        for key, each in node.entries.items():
            place = Scalar(node.key_places[key], key, key)
            urn = cast(
                "StructuredPropertyUrn",
                checked(place, lambda key=key: StructuredPropertyUrn.of(key)),  # type: ignore[misc]
            )
            if urn in found:
                raise place.place.error(f"{key!r} is there twice")
            items = each.items if isinstance(each, Listing) else (each,)
            if not items:
                raise each.place.error("a property needs a value; leave it out instead")
            found[urn] = tuple(self._one(item) for item in items)
        return found

    @staticmethod
    def _one(node: Node) -> str | float:
        value = node.value if isinstance(node, Scalar) else None
        if value is None or isinstance(value, bool):
            raise node.place.error(f"a number or text is expected, not {node.noun}")
        if isinstance(value, float) and not math.isfinite(value):
            raise node.place.error("DataHub keeps only finite numbers")
        return value

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the values of each property; a lone one needs no list."""
        found: dict[str, YamlValue] = {}
        given = cast("Mapping[StructuredPropertyUrn, tuple[str | float, ...]]", value)
        for urn, values in given.items():
            if not values:
                continue
            key = short_id(StructuredPropertyUrn, urn)
            found[key] = values[0] if len(values) == 1 else list(values)
        return found
