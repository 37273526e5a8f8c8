"""What all governance mutations share: existence, permission, and one batch of writes."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    JavaException,
    RuntimeJavaException,
    UnsupportedOperationException,
)
from mldh_graphql.server.proposal import UI_SOURCE, Proposal
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.ingest import Ingest
    from mldh_graphql.server.json_types import JsonObject

_UNAUTHORIZED = "Unauthorized to perform this action. Please contact your DataHub administrator."

_BOOTSTRAPPED = frozenset(
    {
        "urn:li:corpuser:datahub",
        "urn:li:corpuser:__datahub_system",
        "urn:li:ownershipType:__system__technical_owner",
        "urn:li:ownershipType:__system__business_owner",
        "urn:li:ownershipType:__system__data_steward",
        "urn:li:ownershipType:__system__none",
    }
)
"""What every DataHub has from its first start."""


@dataclass(frozen=True, slots=True)
class ResourceRef:
    """GraphQL's ``ResourceRefInput``: an entity, or a field of a dataset's schema."""

    urn: str
    sub_resource: str | None = None
    sub_resource_type: str | None = None


class Resources:
    """The entities that governance mutations work on.

    Args:
        ingest: The door to the store.
    """

    def __init__(self, ingest: Ingest) -> None:
        self._ingest = ingest
        self.store = ingest.store

    def now_ms(self) -> int:
        """The wall clock, in epoch milliseconds."""
        return self._ingest.now_ms()

    def stamp(self, actor: Actor) -> JsonObject:
        """An ``AuditStamp`` of ``actor``, now."""
        return {"time": self.now_ms(), "actor": actor.urn}

    def exists(self, urn: str) -> bool:
        """Whether an entity exists, or belongs to what every DataHub starts with."""
        return urn in _BOOTSTRAPPED or self.store.exists(urn)

    def aspect(self, urn: str, name: str) -> JsonObject:
        """A copy of an aspect, empty when there is none."""
        stored = self.store.aspect(urn, name)
        return {} if stored is None else copy.deepcopy(stored.value)

    def authorize(self, actor: Actor, urn: str, message: str = _UNAUTHORIZED) -> None:
        """Check that ``actor`` may edit an entity.

        Raises:
            AuthorizationException: They may not.
        """
        if not actor.can_edit(urn):
            raise AuthorizationException(message)

    def check(self, resource: ResourceRef) -> None:
        """Check that a resource exists and can be worked on.

        Raises:
            IllegalArgumentException: It does not exist, or is half of a schema field.
            UnsupportedOperationException: It is a schema field, which this server cannot govern.
        """
        urn, field, kind = resource.urn, resource.sub_resource, resource.sub_resource_type
        if not self.store.exists(urn):
            raise IllegalArgumentException(
                f"Failed to update resource with urn {urn}. Entity does not exist."
            )
        if not field and kind is None:
            return
        if not field:
            raise IllegalArgumentException(
                f"Failed to update resource with urn {urn}. SubResourceType ({kind}) provided"
                " without a subResource."
            )
        if kind is None:
            raise IllegalArgumentException(
                f"Failed to updates resource with urn {urn}. SubResource ({field}) provided"
                " without a subResourceType."
            )
        if self.store.aspect(urn, "schemaMetadata") is None:
            raise IllegalArgumentException(
                f"Failed to update {urn} & field {field}. {urn} has no schema."
            )
        raise UnsupportedOperationException(
            "The local DataHub cannot change fields of a dataset's schema."
        )

    def write(
        self, changes: Iterable[tuple[str, str, JsonObject]], actor: Actor, failure: str
    ) -> None:
        """Write whole aspects in one batch; indexes show them at once.

        Args:
            changes: URN, aspect and document of each.
            actor: Who asks.
            failure: What to say when the batch is refused; the reason becomes the cause.

        Raises:
            RuntimeJavaException: The batch is refused.
        """
        proposals = [
            Proposal(
                urn, aspect, "UPSERT", actor.urn, value=value, system_metadata=self._metadata()
            )
            for urn, aspect, value in changes
        ]
        try:
            self._ingest.ingest(proposals)
        except JavaException as error:
            raise RuntimeJavaException(failure) from error

    def _metadata(self) -> JsonObject:
        return {**UI_SOURCE, "lastObserved": self.now_ms(), "runId": "no-run-id-provided"}


def java_list(texts: Iterable[str]) -> str:
    """``texts`` as Java writes lists, for messages."""
    return f"[{', '.join(texts)}]"


def parsed(urn: str) -> Urn:
    """``urn`` as DataHub's ``UrnUtils.getUrn`` reads it.

    Raises:
        RuntimeJavaException: It is no URN.
    """
    try:
        return Urn.parse(urn)
    except UrnSyntaxError as error:
        message = f"Failed to retrieve entity with urn {urn}, invalid urn"
        raise RuntimeJavaException(message) from error
