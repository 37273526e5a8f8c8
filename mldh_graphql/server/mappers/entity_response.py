"""An entity as mappers get it: its URN and its aspects."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.urn import InvalidUrn, UnknownEntityType, key_aspect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.stored import StoredAspect
    from mldh_graphql.server.urn import Urn

_NO_RUN = "no-run-id-provided"
"""DataHub's run id of writes that name none."""


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
        try:
            # A restricted entity has no key: it stands for another one.
            with suppress(UnknownEntityType):
                key_aspect(self.urn)
        except InvalidUrn as error:
            raise IllegalArgumentException(str(error)) from None

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
