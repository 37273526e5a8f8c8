"""Calls about any entity: create it, read many at once, whether it exists, hide it, show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import AnyEntity
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.entities.texts import checked_list
from mldh_graphql.errors import EntityNotFoundError, InvalidValueError, WriteRejectedError
from mldh_graphql.reads.nouns import entity_of
from mldh_graphql.reads.questions import soft_delete_question
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.entities import Entity

CHUNK: Final = 100
"""Entities read in one request: an answer of some hundred kilobytes."""


class ExistenceCalls(Calls):
    """Create, read, hide and show entities of any noun."""

    async def create(self, entity: AnyEntity) -> None:
        """Write an entity as it is described, or add what it says to the one that exists.

        The same as the ``create_…`` call of its noun, and all of its guarantees; reading it back
        gives an equal entity. A run that says nothing about its times gets no event.

        Raises:
            ConflictError: The model exists with another version, which stays.
            InvalidValueError: It is no entity; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        if not isinstance(entity, AnyEntity):
            raise InvalidValueError(
                argument="entity",
                reason=f"an entity is expected, not a {type(entity).__name__}",
            )
        await self._create(entity)

    async def exists(self, urn: str) -> bool:
        """Return whether DataHub has an entity; a soft-deleted one exists.

        Immediately consistent.

        Raises:
            InvalidUrnError: It is no URN; nothing was sent.
        """
        checked = checked_urn(Urn, "urn", urn)
        with self._session.parsing("entityExists"):
            return bool(await self._session.operations.entity_exists(checked))

    async def get_many(self, urns: Iterable[str], *, missing_ok: bool = False) -> dict[Urn, Entity]:
        """Read many entities of any noun, a hundred in a request.

        Each shows what its ``get_…`` call would, in the order of ``urns``.

        Args:
            urns: Models, groups, experiments, runs and data sets; doubles are read once.
            missing_ok: Whether to leave out those that DataHub does not have, instead of raising.

        Raises:
            EntityNotFoundError: DataHub does not have one of them.
            InvalidUrnError: One is no URN; nothing was sent.
        """
        wanted = list(
            dict.fromkeys(checked_urn(Urn, "urns", urn) for urn in checked_list("urns", urns))
        )
        found: dict[Urn, Entity] = {}
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            with self._session.parsing("getEntities"):
                results = await self._session.operations.get_entities([str(urn) for urn in chunk])
            for result in results or ():
                entity = entity_of(result)
                if entity is not None:
                    found[entity.urn] = entity
        if not missing_ok:
            missing = [urn for urn in wanted if urn not in found]
            if missing:
                more = f", nor {len(missing) - 1} more of them" if len(missing) > 1 else ""
                raise EntityNotFoundError(
                    operation="getEntities",
                    urn=missing[0],
                    reason=f"DataHub does not have this entity{more}, or it is no noun of this "
                    "library; missing_ok=True leaves such entities out",
                )
        return {urn: found[urn] for urn in wanted if urn in found}

    async def soft_delete(self, *urns: str) -> None:
        """Hide entities from search and pages; nothing that they hold is lost.

        All or none: DataHub changes nothing if one of them does not exist. Hiding a hidden entity
        changes nothing.

        Raises:
            EntityNotFoundError: DataHub does not have one of them.
            InvalidUrnError: One is no URN; nothing was sent.
        """
        await self._set_removed(urns, removed=True)

    async def restore(self, *urns: str) -> None:
        """Undo `soft_delete`.

        Raises:
            EntityNotFoundError: DataHub does not have one of them.
            InvalidUrnError: One is no URN; nothing was sent.
        """
        await self._set_removed(urns, removed=False)

    async def _set_removed(self, urns: Iterable[str], *, removed: bool) -> None:
        checked = list(dict.fromkeys(checked_urn(Urn, "urns", urn) for urn in urns))
        for urn in checked:
            await self._check_exists(urn)
        for start in range(0, len(checked), CHUNK):
            chunk = checked[start : start + CHUNK]
            question = soft_delete_question(chunk, deleted=removed)
            with self._session.parsing("batchUpdateSoftDeleted"):
                done = await self._session.operations.batch_update_soft_deleted(question)
            if not done:
                raise WriteRejectedError(
                    urn=chunk[0],
                    aspect="status",
                    reason="batchUpdateSoftDeleted did not answer true",
                )
