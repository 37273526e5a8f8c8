"""The links that entities describe, and where DataHub shows each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.verification.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mldh_graphql.entities import Entity
    from mldh_graphql.urns import Urn

__all__ = ["EDGE_FIELDS", "LINK_FIELDS", "DescribedLink", "StoredEdges", "links_of", "stored_links"]

LINK_FIELDS: Final = {
    "groups": "MemberOf",
    "training_runs": "TrainedBy",
    "experiment": "IsPartOf",
    "inputs": "DataProcessInstanceConsumes",
    "outputs": "DataProcessInstanceProduces",
}
"""The fields of entities that are links, and DataHub's names of these."""

EDGE_FIELDS: Final = frozenset({"inputs", "outputs"})
"""The links that GraphQL shows only through the index, from both ends."""


@dataclass(frozen=True, slots=True)
class DescribedLink:
    """One link, which the entity at its source keeps."""

    source: Urn
    field: str
    target: Urn

    @property
    def relationship(self) -> str:
        """DataHub's name of it."""
        return LINK_FIELDS[self.field]

    @property
    def place(self) -> str:
        """Where it stands in the entity."""
        return self.field if self.field == "experiment" else f"{self.field}[{shown(self.target)}]"


@dataclass(frozen=True, slots=True)
class StoredEdges:
    """The inputs or outputs of a run as its aspect has them, past the index.

    Attributes:
        edges: What counts as lineage (``inputEdges``, ``outputEdges``).
        plain: What does not (``inputs``, ``outputs``).
    """

    edges: frozenset[Urn] = frozenset()
    plain: frozenset[Urn] = frozenset()


def links_of(entity: Entity) -> Iterator[DescribedLink]:
    """Return the links that an entity keeps."""
    for field in LINK_FIELDS:
        value = getattr(entity, field, None)
        targets = value if isinstance(value, tuple) else () if value is None else (value,)
        for target in targets:
            yield DescribedLink(entity.urn, field, target)


def stored_links(
    stored: Entity, edges: Mapping[tuple[Urn, str], StoredEdges] | None
) -> Iterator[DescribedLink]:
    """Return the links that DataHub's database has, as far as it can be read."""
    for link in links_of(stored):
        if edges is None or link.field not in EDGE_FIELDS:
            yield link
    for (source, field), each in (edges or {}).items():
        if source == stored.urn:
            for target in sorted(each.edges):
                yield DescribedLink(source, field, target)
