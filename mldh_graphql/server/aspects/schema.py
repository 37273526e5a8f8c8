"""What an aspect's document may hold: the schema that a declaration is compiled to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Primitive:
    """A string, a number, a boolean or bytes.

    Attributes:
        name: ``string``, ``int``, ``long``, ``float``, ``double``, ``boolean`` or ``bytes``.
    """

    name: str


@dataclass(frozen=True, slots=True)
class UrnType:
    """A string that must be the URN of a registered entity type.

    Attributes:
        name: DataHub's name of the type: ``Urn`` for any entity, ``TagUrn`` for tags…
    """

    name: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One of a fixed set of symbols."""

    name: str
    symbols: frozenset[str]


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """A list."""

    items: Schema


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free member names."""

    values: Schema


@dataclass(frozen=True, slots=True)
class UnionOf:
    """An object with one member, whose name says which type its value has."""

    members: Mapping[str, Schema]


@dataclass(frozen=True, slots=True)
class SearchRule:
    """Where a field shows up in the search index (DataHub's ``@Searchable``).

    Attributes:
        path: Steps from the document to the values; ``*`` is any element, ``$key`` a map's keys.
        kind: DataHub's field type: ``KEYWORD``, ``TEXT``, ``URN``, ``BOOLEAN``, ``DATETIME``…
        name: The name of the field in the index.
        has_values: Name of the boolean field that tells whether there are values.
        num_values: Name of the field that counts the values.
    """

    path: tuple[str, ...]
    kind: str
    name: str
    has_values: str | None = None
    num_values: str | None = None


@dataclass(frozen=True, slots=True)
class EdgeRule:
    """How a field becomes relationships (DataHub's ``@Relationship``).

    Attributes:
        path: Steps from the document to the destination URNs; ``*`` is any element.
        relationship: The relationship's name.
        destinations: Entity types that it may lead to.
        lineage: Whether it is part of lineage.
        upstream: Whether the destination is upstream; means something for lineage only.
        stamped: Whether the object around the URN says when and by whom it was made.
    """

    path: tuple[str, ...]
    relationship: str
    destinations: frozenset[str]
    lineage: bool = False
    upstream: bool = True
    stamped: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a record.

    Attributes:
        name: The member's name.
        schema: What it holds.
        optional: Whether it may be absent.
        default: JSON text of the value that an absent member stands for, never stored.
        search: Its search rules; their paths start at the field.
        edges: Its edge rules; their paths start at the field.
    """

    name: str
    schema: Schema
    optional: bool = False
    default: str | None = None
    search: tuple[SearchRule, ...] = ()
    edges: tuple[EdgeRule, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a document without this member is refused."""
        return not self.optional and self.default is None


@dataclass(slots=True, eq=False)
class Record:
    """An object with declared members.

    Attributes:
        name: DataHub's name of the record, e.g. ``MLModelProperties``.
        fields: The members by name. Filled after the record exists: records may be recursive.
        open: Whether nothing is known about the members, so that everything is accepted.
    """

    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    open: bool = False

    def required_names(self) -> tuple[str, ...]:
        """The names of the members that must be there."""
        return tuple(name for name, member in self.fields.items() if member.required)


Schema: TypeAlias = "Primitive | UrnType | Enumeration | ArrayOf | MapOf | UnionOf | Record"

OPEN: Record = Record("Unknown", open=True)
"""Stands for aspects that are registered but not declared."""
