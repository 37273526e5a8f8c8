"""The entities of a described system, whichever form the description has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn

__all__ = ["DescribedSystem", "Receipt", "SystemLike", "Written", "entities_of"]


class DescribedSystem(Protocol):
    """An `MLSystem`, or whatever else has entities by a name of their own."""

    @property
    def entities(self) -> Mapping[str, AnyEntity]:
        """The entities, by the names that the description gives them."""
        ...


class Receipt(Protocol):
    """What is left of a write: the URN of what was written, as a `BulkItem` has it."""

    @property
    def urn(self) -> Urn:
        """The entity that was written."""
        ...


Written: TypeAlias = "AnyEntity | Receipt | str"
"""What was written: the entity itself, a receipt for it, or its URN."""

SystemLike: TypeAlias = "DescribedSystem | Iterable[AnyEntity]"
"""A described system, or just its entities."""


def entities_of(system: SystemLike) -> tuple[AnyEntity, ...]:
    """Return the entities of the system."""
    named = getattr(system, "entities", None)
    if isinstance(named, Mapping):
        return tuple(named.values())
    return tuple(cast("Iterable[AnyEntity]", system))
