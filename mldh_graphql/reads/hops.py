"""A page of DataHub's lineage → the neighbours on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.lineage import LineageHop
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import EntityLineageResultFields

__all__ = ["hops_of"]


def hops_of(page: EntityLineageResultFields) -> dict[LineageHop, None]:
    """Return the neighbours, each once, in DataHub's order."""
    return {
        LineageHop(Urn.returned(each.entity.urn), each.type_): None
        for each in page.relationships
        if each.entity is not None
    }
