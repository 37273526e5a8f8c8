"""What mappers return: GraphQL objects whose nested entities are stubs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GraphQLValue: TypeAlias = (
    "None | bool | int | float | str | Stub | Sequence[GraphQLValue] | Mapping[str, GraphQLValue]"
)
"""Any value of a GraphQL object before its stubs are resolved."""

GraphQLObject: TypeAlias = dict[str, GraphQLValue]
"""A GraphQL object by its field names; ``__typename`` is present where the type is abstract."""


@dataclass(frozen=True, slots=True)
class Stub:
    """An entity that stands in another entity's field and is loaded later.

    Attributes:
        typename: The GraphQL type.
        urn: What to load; ``None`` means that the field reads as null.
        members: What the mapper knows of the entity besides its URN.
    """

    typename: str
    urn: str | None
    members: GraphQLObject = field(default_factory=dict)
