"""What all entities have in common: a URN, a name, descriptions, and when two are equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from mldh_graphql.entities.strictness import checked_id_urn, checked_urn, is_returned
from mldh_graphql.entities.texts import checked_list, unique
from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns import DomainUrn, GlossaryTermUrn, IdUrn, TagUrn, Urn

if TYPE_CHECKING:
    from mldh_graphql.entities.frozen_mapping import FrozenMapping
    from mldh_graphql.entities.link import Link
    from mldh_graphql.entities.owner import Owner
    from mldh_graphql.entities.structured_properties import StructuredProperties

__all__ = [
    "Entity",
    "GovernedEntity",
    "UrnsLike",
    "checked_id_urns",
    "checked_urns",
    "checked_urns_of",
]

UrnsLike: TypeAlias = Iterable[str]
"""URNs, typed or as text."""

_UrnT = TypeVar("_UrnT", bound=Urn)
_IdUrnT = TypeVar("_IdUrnT", bound=IdUrn)


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class Entity:
    """Something in DataHub.

    A field that is ``None`` was not said: it is not written, and reads back as ``None`` if
    DataHub has nothing. Lists and mappings cannot be changed.

    Two entities are equal if nobody who reads DataHub could tell them apart. So ``None`` equals
    an empty list or mapping, order inside lists does not count, and a name equals none at all if
    it is the one in the URN, which DataHub shows instead.

    Attributes:
        urn: Its identity.
        name: The name that people see.
        description: What it is, in Markdown.
        custom_properties: Texts by key.
        external_url: Where it lives outside DataHub.
        removed: Whether DataHub has it as soft-deleted. Not compared, and not written: there are
            calls of their own for it.
    """

    urn: Urn
    name: str | None = None
    description: str | None = None
    custom_properties: FrozenMapping[str, str] | None = None
    external_url: str | None = None
    removed: bool = field(default=False, compare=False)

    def _fill(self, **values: object) -> None:
        put = object.__setattr__
        for name, value in values.items():
            put(self, name, value)

    def _compared(self) -> tuple[object, ...]:
        return tuple(
            self._compared_value(each.name, getattr(self, each.name))
            for each in fields(self)
            if each.compare
        )

    def _compared_value(self, name: str, value: object) -> object:
        if name == "name" and value in {self.urn.name, self.urn.display_name}:
            return None
        if isinstance(value, tuple):
            return frozenset(value) or None
        if isinstance(value, Mapping):
            return value or None
        return value

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Entity):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def __repr__(self) -> str:
        said = [
            f"{each.name}={value!r}"
            for each in fields(self)
            if (value := getattr(self, each.name)) != each.default
        ]
        return f"{type(self).__name__}({', '.join(said)})"


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class GovernedEntity(Entity):
    """An entity to which people attach tags, terms, owners, a domain, links and properties.

    Attributes:
        tags: DataHub's tags.
        terms: Terms of the business glossary.
        owners: Who is responsible, and how.
        domain: The part of the organisation that it belongs to.
        links: Pages about it.
        structured_properties: Values of properties that an administrator defined.
    """

    tags: tuple[TagUrn, ...] | None = None
    terms: tuple[GlossaryTermUrn, ...] | None = None
    owners: tuple[Owner, ...] | None = None
    domain: DomainUrn | None = None
    links: tuple[Link, ...] | None = None
    structured_properties: StructuredProperties | None = None


def checked_urns(kind: type[_UrnT], argument: str, values: UrnsLike) -> tuple[_UrnT, ...]:
    """Return URNs of one kind; the same one twice is refused."""
    urns = [checked_urn(kind, argument, value) for value in checked_list(argument, values)]
    return unique(argument, urns, str)


def checked_id_urns(kind: type[_IdUrnT], argument: str, values: UrnsLike) -> tuple[_IdUrnT, ...]:
    """Return URNs of one kind, given as URNs or bare ids; the same one twice is refused."""
    urns = [checked_id_urn(kind, argument, value) for value in checked_list(argument, values)]
    return unique(argument, urns, str)


def checked_urns_of(
    kinds: tuple[type[Urn], ...], argument: str, values: UrnsLike
) -> tuple[Urn, ...]:
    """Return URNs of any of these kinds; the same one twice is refused."""
    urns = checked_urns(Urn, argument, values)
    for urn in urns:
        if not isinstance(urn, kinds) and not is_returned():
            nouns = " or ".join(kind.noun for kind in kinds)
            raise InvalidUrnError(
                value=urn,
                expected=f"the URN of a {nouns} for {argument}",
                reason=f"it is a {urn.entity_type} URN",
            )
    return urns
