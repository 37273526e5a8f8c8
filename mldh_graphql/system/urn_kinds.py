"""Kinds of values that are URNs: bare ids of what DataHub has, and references by local id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mldh_graphql.system.kinds import Kind, Names, YamlValue, as_text, checked, short_id
from mldh_graphql.system.places import nearest
from mldh_graphql.urns import IdUrn, Urn, VersionSetUrn

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.system.documents import Node

__all__ = ["Id", "Reference", "VersionSet"]


@dataclass(frozen=True, slots=True)
class Id(Kind):
    """Something that is named by its id or URN: a tag, a term, a domain, a platform."""

    kind: type[IdUrn]

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {
            "type": "string",
            "minLength": 1,
            "description": f"The id of a {self.kind.noun}, or its URN",
        }

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the URN."""
        text = as_text(node)
        return checked(node, lambda: self.kind.of(text))

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the id where it is enough."""
        return short_id(self.kind, cast("str", value))


@dataclass(frozen=True, slots=True)
class Reference(Kind):
    """An entity of the system by its local id, or any other by its URN.

    Attributes:
        kinds: What may be referred to.
        noun: What that is called, for messages.
    """

    kinds: tuple[type[Urn], ...]
    noun: str

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {
            "type": "string",
            "minLength": 1,
            "description": f"The local id of a {self.noun} in this file, or the URN of any other",
        }

    def read(self, node: Node, names: Names) -> object:
        """Return the URN that is meant."""
        text = as_text(node)
        if text.startswith("urn:"):
            urn = cast("Urn", checked(node, lambda: Urn(text)))
            if not isinstance(urn, self.kinds):
                raise node.place.error(
                    f"a {self.noun} is expected, and {text!r} is the URN of a {urn.noun}"
                )
            return urn
        known = names.urns.get(text)
        if isinstance(known, self.kinds):
            return known
        fitting = [key for key, each in names.urns.items() if isinstance(each, self.kinds)]
        advice = nearest(text, fitting, what=f"local ids of a {self.noun}")
        if known is not None:
            raise node.place.error(
                f"a {self.noun} is expected, and {text!r} is a {known.noun}; {advice}"
            )
        raise node.place.error(f"no {self.noun} here has the local id {text!r}; {advice}")

    def write(self, value: object, names: Names) -> YamlValue:
        """Return the local id; the URN of what is not in the system."""
        urn = str(value)
        return names.keys.get(urn, urn)


class VersionSet(Kind):
    """A set of versions by its id or URN."""

    def schema(self) -> dict[str, JsonValue]:
        """Describe the kind in JSON Schema."""
        return {
            "type": "string",
            "minLength": 1,
            "description": "The id of a set of versions, or its URN",
        }

    def read(self, node: Node, names: Names) -> object:  # noqa: ARG002 - as every kind
        """Return the URN."""
        text = as_text(node)
        if text.startswith("urn:"):
            return checked(node, lambda: VersionSetUrn(text))
        return checked(node, lambda: VersionSetUrn.build(text))

    def write(self, value: object, names: Names) -> YamlValue:  # noqa: ARG002 - as every kind
        """Return the id where it is enough."""
        urn = cast("Urn", value)
        return short_id(VersionSetUrn, urn)
