"""The entities of a described system, whichever form the description has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

__all__ = ["DescribedSystem", "SystemLike", "entities_of"]


class DescribedSystem(Protocol):
    """An `MLSystem`, or whatever else has entities by a name of their own."""

    @property
    def entities(self) -> Mapping[str, AnyEntity]:
        """The entities, by the names that the description gives them."""
        ...


SystemLike: TypeAlias = "DescribedSystem | Iterable[AnyEntity]"
"""A described system, or just its entities."""


def entities_of(system: SystemLike) -> tuple[AnyEntity, ...]:
    """Return the entities of the system."""
    named = getattr(system, "entities", None)
    if isinstance(named, Mapping):
        return tuple(named.values())
    return tuple(cast("Iterable[AnyEntity]", system))
