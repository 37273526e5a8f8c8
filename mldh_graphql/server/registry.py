"""DataHub's entity types and aspects: what exists, what belongs to what, what holds what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mldh_graphql.server.aspects.notation import declared_aspect
from mldh_graphql.server.aspects.schema import OPEN, Field, Record

TIMESERIES: frozenset[str] = frozenset(
    {
        "assertionRunEvent",
        "chartUsageStatistics",
        "dashboardUsageStatistics",
        "dataProcessInstanceRunEvent",
        "datahubIngestionCheckpoint",
        "datahubIngestionRunSummary",
        "datasetProfile",
        "datasetUsageStatistics",
        "documentUsageStatistics",
        "operation",
        "queryUsageStatistics",
    }
)
"""Aspects that are events in time: appended, never patched."""


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """What DataHub knows about a type of entities.

    Attributes:
        name: The type as DataHub spells it.
        key_aspect: The aspect that holds the parts of the URN.
        aspects: The aspects that its entities accept, without the key aspect.
    """

    name: str
    key_aspect: str
    aspects: frozenset[str]

    @property
    def key_record(self) -> Record:
        """The record of the key aspect."""
        return aspect_record(self.key_aspect)

    @property
    def key_fields(self) -> tuple[Field, ...]:
        """What the parts of a URN of this type mean, in order."""
        return tuple(self.key_record.fields.values())


def entity_spec(entity_type: str) -> EntitySpec | None:
    """The entry of an entity type; upper and lower case do not matter.

    Args:
        entity_type: The type, as it stands in a URN.

    Returns:
        The entry, or ``None`` if DataHub has no such type.
    """
    return _entity_specs().get(entity_type.lower())


def entity_specs() -> tuple[EntitySpec, ...]:
    """The entries of all entity types."""
    return tuple(_entity_specs().values())


def aspect_record(aspect: str) -> Record:
    """What the documents of an aspect may hold.

    Args:
        aspect: The aspect's name.

    Returns:
        Its record. Aspects that belong to no ML entity and nothing around them may be
        registered without being declared; theirs is an open record that accepts everything.
    """
    return declared_aspect(aspect) or OPEN


@cache
def _entity_specs() -> dict[str, EntitySpec]:
    # Read when needed: importing the registry is on the way to everything.
    from mldh_graphql.server.aspects.entity_types import ENTITY_TYPES  # noqa: PLC0415

    specs: dict[str, EntitySpec] = {}
    for block in ENTITY_TYPES.replace("\n  ", " ").strip().split("\n"):
        name, key_aspect, *aspects = block.split()
        specs[name.lower()] = EntitySpec(name, key_aspect, frozenset(aspects))
    return specs
