"""The mutations ``patchEntity`` and ``patchEntities``: failures are results, not errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    JavaException,
    NullPointerException,
    RuntimeJavaException,
)
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.proposal import Proposal
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.ingest import Ingest
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.patch import AspectPatch

_NO_URN = "urn:li:unknown:error"


@dataclass(frozen=True, slots=True)
class PatchEntityInput:
    """GraphQL's input type of the same name.

    Attributes:
        aspect: GraphQL's ``aspectName``.
        patch: The operations with their options.
        urn: The entity.
        entity_type: Only used to find out who may write.
        system_metadata: Exactly the members to keep; ``None`` stands for the defaults.
        headers: Conditions and wishes; only the template path listens to them.
    """

    aspect: str
    patch: AspectPatch
    urn: str | None = None
    entity_type: str | None = None
    system_metadata: JsonObject | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """The raw value of the first operation on exactly ``/name`` that has one."""
        values = (op.value for op in self.patch.operations if op.path == "/name")
        return next((value for value in values if value is not None), None)


@dataclass(frozen=True, slots=True)
class PatchEntityResult:
    """GraphQL's type of the same name."""

    urn: str
    name: str | None
    success: bool
    error: str | None


def patch_entity(ingest: Ingest, patch: PatchEntityInput, actor: Actor) -> PatchEntityResult:
    """Apply one patch.

    Args:
        ingest: The door to the store.
        patch: What to do.
        actor: Who asks.

    Returns:
        What became of it; a URN that is not valid is a failure here.
    """
    urn = patch.urn if patch.urn is not None else _NO_URN
    try:
        if not _may_edit(patch, actor):
            message = f"{actor.urn} is unauthorized to update entities."
            raise AuthorizationException(message)
        proposal = _proposal(0, patch, actor)
    except JavaException as error:
        return PatchEntityResult(urn, None, success=False, error=error.message)
    try:
        results = ingest.ingest([proposal])
    except JavaException as error:
        message = f"Failed to apply patch: {error.message}"
        return PatchEntityResult(urn, None, success=False, error=message)
    if not results:
        message = "Failed to apply patch: ingestProposal returned null"
        return PatchEntityResult(urn, None, success=False, error=message)
    return PatchEntityResult(urn, patch.name, success=True, error=None)


def patch_entities(
    ingest: Ingest, patches: Sequence[PatchEntityInput], actor: Actor
) -> list[PatchEntityResult]:
    """Apply patches in order, all of them or none.

    Args:
        ingest: The door to the store.
        patches: What to do.
        actor: Who asks.

    Returns:
        One result per patch, in their order. On failure all of them carry the same error. A
        patch whose URN is not valid is left out and still reported as a success.
    """
    try:
        for patch in patches:
            if not _may_edit(patch, actor):
                message = f"{actor.urn} is unauthorized to update entity {patch.urn}"
                raise AuthorizationException(message)
        proposals = [_proposal(index, patch, actor) for index, patch in enumerate(patches)]
        try:
            ingest.ingest(proposals)
        except JavaException as error:
            message = f"Failed to apply batch patch: {error.message}"
            raise RuntimeJavaException(message) from error
    except JavaException as error:
        return [
            PatchEntityResult(
                patch.urn if patch.urn is not None else _NO_URN,
                None,
                success=False,
                error=error.message,
            )
            for patch in patches
        ]
    return [
        PatchEntityResult(Urn.parse(proposal.urn).text, patch.name, success=True, error=None)
        for proposal, patch in zip(proposals, patches, strict=True)
    ]


def _may_edit(patch: PatchEntityInput, actor: Actor) -> bool:
    entity_type = patch.entity_type
    if entity_type is None and patch.urn is not None:
        try:
            entity_type = Urn.parse(patch.urn).entity_type
        except UrnSyntaxError:
            entity_type = None
    if entity_type is None:
        raise NullPointerException("type is marked non-null but is null")
    if patch.urn is None:
        raise NullPointerException("entity is marked non-null but is null")
    return actor.can_edit(patch.urn)


def _proposal(index: int, patch: PatchEntityInput, actor: Actor) -> Proposal:
    try:
        urn = _target(patch)
    except JavaException as error:
        message = f"Failed to create MCP for input {index}: {error.message}"
        raise RuntimeJavaException(message) from error
    return Proposal(
        urn=urn,
        aspect=patch.aspect,
        change="PATCH",
        actor=actor.urn,
        patch=patch.patch,
        headers=patch.headers,
        system_metadata=patch.system_metadata,
    )


def _target(patch: PatchEntityInput) -> str:
    if not patch.urn:
        raise IllegalArgumentException(
            "URN must be provided for patch operations."
            " Please provide a valid URN for the entity you want to patch."
        )
    try:
        urn = Urn.parse(patch.urn)
    except UrnSyntaxError as error:
        message = f"Failed to retrieve entity with urn {patch.urn}, invalid urn"
        raise RuntimeJavaException(message) from error
    spec = known_entity(urn.entity_type)
    if patch.aspect not in spec.aspects and patch.aspect != spec.key_aspect:
        raise IllegalArgumentException(
            f"Aspect {patch.aspect} not found for entity type {urn.entity_type}"
        )
    return patch.urn
