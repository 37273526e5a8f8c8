"""What all calls share: how they write, how they read, and when a thing is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.changes import (
    AspectDelete,
    AspectPatch,
    RunEventWrite,
    create_changes,
    update_changes,
)
from mldh_graphql.changes.wire import patch_inputs, run_event_values
from mldh_graphql.entities import MLModel, MLTrainingRun
from mldh_graphql.entities.times import checked_time, millis
from mldh_graphql.errors import (
    ConflictError,
    EntityNotFoundError,
    WriteRejectedError,
)
from mldh_graphql.patch_results import check_patch_results
from mldh_graphql.reads.models import model_of
from mldh_graphql.reads.questions import PAGE, relationships_question
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mldh_graphql.changes import AnyEntity, Change
    from mldh_graphql.entities import AuditStamp, RunEvent, TimeLike
    from mldh_graphql.session import Session
    from mldh_graphql.urns import MLModelUrn

_CONDITION_FAILED = ("Error performing JSON PATCH", "ClassCastException")
"""What DataHub says when something is there that was not to be: TEST fails, or REMOVE in a text."""

_T = TypeVar("_T")


def creation(
    entity: AnyEntity, *, created: AuditStamp | None = None, started: RunEvent | None = None
) -> tuple[Change, ...]:
    """Return what creates the entity, and records the start of a run that is new."""
    changes = create_changes(entity, created=created)
    if started is None or not isinstance(entity, MLTrainingRun):
        return changes
    return *changes, RunEventWrite(entity.urn, started, only_if_new=True)


class Calls:
    """Calls that go through one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def _create(
        self,
        entity: AnyEntity,
        *,
        created: AuditStamp | None = None,
        started: RunEvent | None = None,
    ) -> None:
        """Write the entity, and that it started if it is a run that is new."""
        changes = creation(entity, created=created, started=started)
        try:
            await self._write(changes)
        except WriteRejectedError as refusal:
            if not isinstance(entity, MLModel) or not await self._lacks_set(entity, refusal):
                raise
            await self._write(update_changes(entity))

    async def _update(self, entity: AnyEntity) -> None:
        """Write what the entity says, if it exists."""
        await self._change(entity.urn, update_changes(entity))

    async def _change(self, urn: Urn, changes: Sequence[Change]) -> None:
        """Carry out changes of an entity, if it exists."""
        await self._check_exists(Urn(urn))
        await self._write(changes)

    async def _write(self, changes: Sequence[Change]) -> None:
        """Carry the changes out, all patches in one transaction.

        A second attempt is made where the first may have been refused only because something was
        there already.
        """
        new = True
        try:
            await self._patch(changes, attempt=1)
        except WriteRejectedError as refusal:
            if not any(isinstance(each, AspectPatch) and each.create_only for each in changes):
                raise
            new = False
            try:
                await self._patch(changes, attempt=2)
            except WriteRejectedError as second:
                # Where not just a condition failed, the first refusal has the real reason: the
                # second may only say that what is demanded of something new was left out.
                if any(text in refusal.reason for text in _CONDITION_FAILED):
                    raise second from refusal
                raise refusal from second
        for change in changes:
            if isinstance(change, AspectDelete):
                await self._session.delete_aspect(change.urn, change.aspect)
        await self._session.post_events(run_event_values(changes, new=new))

    async def _patch(self, changes: Iterable[Change], *, attempt: int) -> None:
        inputs = patch_inputs(changes, attempt=attempt)
        if not inputs:
            return
        with self._session.parsing("patchEntities"):
            results = await self._session.operations.patch_entities(inputs)
        check_patch_results(inputs, results)

    async def _lacks_set(self, model: MLModel, refusal: WriteRejectedError) -> bool:
        """Return whether another program wrote just this version, but put it into no set.

        Raises:
            ConflictError: The model has another version, or is in another set.
        """
        if model.version is None:
            return False
        stored = await self._stored_model(model.urn)
        if stored is None or stored.version is None:
            return False
        self._check_version(model, stored, refusal)
        return stored.version_set is None

    async def _stored_model(self, urn: MLModelUrn) -> MLModel | None:
        with self._session.parsing("getMLModel"):
            return model_of(await self._session.operations.get_ml_model(urn))

    @staticmethod
    def _check_version(model: MLModel, stored: MLModel, refusal: WriteRejectedError) -> None:
        """Say that another version is in the way, if that is why DataHub refused."""
        if stored.version != model.version:
            reason = f"it has version {stored.version!r}, not {model.version!r}"
            advice = (
                "Give each version a model of its own, with one version_set for all of them, or "
                "change this one with set_version"
            )
        elif model.version_set and stored.version_set not in (None, model.version_set):
            reason = f"it is in the version set {stored.version_set}, not {model.version_set}"
            advice = "Leave version_set out, or move the model with set_version"
        else:
            return
        raise ConflictError(
            operation="create_model", urn=model.urn, reason=reason, advice=advice
        ) from refusal

    async def _check_exists(self, urn: Urn) -> None:
        with self._session.parsing("entityExists"):
            exists = await self._session.operations.entity_exists(urn)
        if not exists:
            raise self._missing(urn, "entityExists")

    async def _related(self, urn: Urn, types: Sequence[str], *, outgoing: bool) -> tuple[Urn, ...]:
        """Return what is linked to an entity, each once; a missing entity is an error."""
        found: dict[Urn, None] = {}
        start, total, known = 0, 1, False
        while start < total:
            question = relationships_question(types, outgoing=outgoing, start=start)
            with self._session.parsing("getRelationships"):
                entity = await self._session.operations.get_relationships(urn, question)
            known = self._check_shown(entity, urn, "getRelationships")
            page = entity.relationships if entity else None
            if page is None:
                break
            for each in page.relationships:
                if each.entity is not None:
                    found[Urn.returned(each.entity.urn)] = None
            # What DataHub filters away is missing on the page and in its total, so neither tells
            # where the next page begins.
            start, total = start + PAGE, max(total, page.total or 0)
        if not found and not known:
            await self._check_exists(urn)
        return tuple(found)

    @classmethod
    def _found(cls, result: _T | None, urn: Urn, operation: str) -> _T:
        """Return what was read, unless the entity is missing."""
        if result is None:
            raise cls._missing(urn, operation)
        return result

    @classmethod
    def _check_shown(cls, shown: object, urn: Urn, operation: str) -> bool:
        """Return whether an answer says that the entity exists; raise if it says that it does not.

        DataHub shows links of entities that do not exist, as long as others name them.
        """
        exists: bool | None = getattr(shown, "exists", None)
        if exists is False:
            raise cls._missing(urn, operation)
        return exists is True

    @staticmethod
    def _missing(urn: Urn, operation: str) -> EntityNotFoundError:
        return EntityNotFoundError(
            operation=operation, urn=urn, reason="DataHub does not have this entity"
        )

    @staticmethod
    def _millis(argument: str, value: TimeLike | None) -> int | None:
        return None if value is None else millis(checked_time(argument, value))
