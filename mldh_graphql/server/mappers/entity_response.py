"""An entity as mappers get it: its URN and its aspects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.registry import entity_spec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.urn import Urn

_NO_RUN = "no-run-id-provided"
"""DataHub's run id of writes that name none."""


class StoredAspect(Protocol):
    """The latest version of an aspect."""

    @property
    def value(self) -> JsonObject:
        """The aspect's document."""

    @property
    def system_metadata(self) -> JsonObject:
        """DataHub's system metadata: ``runId``, ``lastObserved``, …."""

    @property
    def created_ms(self) -> int:
        """When this version was written, epoch milliseconds."""

    @property
    def actor(self) -> str:
        """Who wrote this version."""


@dataclass(frozen=True, slots=True)
class EntityResponse:
    """An entity and what is stored of it.

    Attributes:
        urn: The entity, which need not exist.
        aspects: Its aspects by name; the key aspect may be missing.
    """

    urn: Urn
    aspects: Mapping[str, StoredAspect]

    def aspect(self, name: str) -> JsonObject | None:
        """Return an aspect's document, ``None`` if the entity has no such aspect.

        Args:
            name: The aspect's name.
        """
        stored = self.aspects.get(name)
        return None if stored is None else stored.value

    def check_key(self) -> None:
        """Check that the URN has as many parts as the key of its entity type.

        Raises:
            IllegalArgumentException: It has more or fewer.
        """
        spec = entity_spec(self.urn.entity_type)
        if spec is not None and len(spec.key_fields) != len(self.urn.parts):
            raise IllegalArgumentException(
                "Failed to convert urn to entity key: urns parts and key fields do not have same "
                f"length for {self.urn.text}"
            )

    def key_part(self, index: int) -> str:
        """Return a part of the URN's key.

        Args:
            index: Its place; after `check_key` the key has all parts of its entity type.
        """
        return self.urn.parts[index]

    def last_ingested(self) -> int | None:
        """Return when an ingestion run was last seen to write the entity, ``None`` if none was."""
        times = [
            observed
            for stored in self.aspects.values()
            if isinstance(observed := stored.system_metadata.get("lastObserved"), int)
            and _names_a_run(stored.system_metadata)
        ]
        return max(times, default=None)


def _names_a_run(system_metadata: JsonObject) -> bool:
    return any(
        system_metadata.get(field) not in (None, _NO_RUN) for field in ("lastRunId", "runId")
    )
