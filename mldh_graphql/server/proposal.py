"""A proposed change of one aspect: what every way of writing comes down to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.exceptions import RuntimeJavaException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.patch import AspectPatch
    from mldh_graphql.server.urn import Urn

ChangeType: TypeAlias = Literal["PATCH", "UPSERT", "CREATE", "CREATE_ENTITY"]
"""DataHub's change types that the server knows."""


class UnknownTarget(RuntimeJavaException):
    """A proposal is about a URN that is none, or about an aspect that such entities do not have."""


SYNC_INDEX_HEADER = "X-DataHub-Sync-Index-Update"
"""With the value ``true``: indexes show the change before the write returns."""

UI_SOURCE: JsonObject = {"properties": {"appSource": "ui"}}
"""System metadata of what the user interface writes; indexes show it at once."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a client asks to be written.

    Attributes:
        urn: The entity, as given.
        aspect: The aspect's name.
        change: What to do.
        actor: Who asks.
        patch: For ``PATCH``: the operations.
        value: For every other change: the whole document.
        headers: Conditions and wishes such as ``If-Version-Match``.
        system_metadata: ``None`` stands for the defaults; otherwise exactly these members are kept.
    """

    urn: str
    aspect: str
    change: ChangeType
    actor: str
    patch: AspectPatch | None = None
    value: JsonObject | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    system_metadata: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """A proposal that made it into the batch: its URN is valid, its aspect known.

    Attributes:
        index: The proposal's place in the request.
        urn: The entity.
        entity_type: The entity's type as the registry spells it.
        aspect: The aspect's name.
        change: What to do.
        actor: Who asks.
        patch: For ``PATCH``: the operations.
        value: For every other change: the whole, validated document.
        headers: The headers that count: none on the generic path of a patch.
        system_metadata: The system metadata that counts, ``None`` for the defaults.
    """

    index: int
    urn: Urn
    entity_type: str
    aspect: str
    change: ChangeType
    actor: str
    patch: AspectPatch | None
    value: JsonObject | None
    headers: Mapping[str, str]
    system_metadata: JsonObject | None

    @property
    def synchronous(self) -> bool:
        """Whether indexes must show the change at once."""
        if self.headers.get(SYNC_INDEX_HEADER, "").lower() == "true":
            return True
        properties = (self.system_metadata or {}).get("properties")
        return isinstance(properties, dict) and properties.get("appSource") == "ui"


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of a proposal that was not dropped.

    Attributes:
        index: The proposal's place in the request.
        urn: The entity, in canonical form.
        aspect: The aspect's name.
        value: The document after the whole batch; of a timeseries aspect, the event.
        version: The aspect's version now; 0 for a timeseries aspect.
        changed: Whether the batch changed the aspect.
    """

    index: int
    urn: str
    aspect: str
    value: JsonObject
    version: int
    changed: bool
