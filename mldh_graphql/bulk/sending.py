"""Sending one chunk: ask what exists, patch, remove, write run events; isolate what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.bulk import blame
from mldh_graphql.bulk.merging import merged_patches
from mldh_graphql.bulk.report import Outcome
from mldh_graphql.bulk.work import missing
from mldh_graphql.changes import update_changes
from mldh_graphql.changes.wire import PATCH_ENTITIES_GQL, patch_results
from mldh_graphql.client.calls import Calls
from mldh_graphql.errors import DataHubMLError, WriteRejectedError
from mldh_graphql.json_text import JSONText
from mldh_graphql.patch_results import check_patch_results
from mldh_graphql.reads.existing import present_aspects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mldh_graphql.bulk.merging import SentPatch
    from mldh_graphql.bulk.unit import Unit
    from mldh_graphql.bulk.work import EntityWork

__all__ = ["ChunkCalls"]

_DueEvent: TypeAlias = "tuple[Unit, JSONText]"

_MOST_EVENTS: Final = 1_000
_SERVER_TRIES: Final = 3
"""How often a single item is sent to a server that breaks."""


class ChunkCalls(Calls):
    """Send chunks through one session."""

    async def send_chunk(self, chunk: list[EntityWork]) -> DataHubMLError | None:
        """Do all that the chunk says, and note in its units what became of them.

        What DataHub refuses is found by dividing, so that it keeps nothing else from being
        written. If this is cancelled, units without an outcome tell whether they were in flight.

        Returns:
            The error that no other chunk would escape either, if there is one.
        """
        error = await self._ask([work for work in chunk if work.asks])
        for work in chunk:
            work.choose_attempts()
        if error is None:
            error = await self._patch_all(chunk)
        for work in chunk:
            for unit in work.units:
                if unit.deletes:
                    await self._delete(unit)
        events = [
            (unit, event)
            for work in chunk
            for unit in work.units
            if unit.outcome in (Outcome.WRITTEN, Outcome.UNCHANGED)
            for event in unit.due_events
        ]
        for start in range(0, len(events), _MOST_EVENTS):
            error = await self._post(events[start : start + _MOST_EVENTS]) or error
        return error if error is not None and blame.ends_everything(error) else None

    async def _ask(self, works: list[EntityWork]) -> DataHubMLError | None:
        """Find out what exists; return an error after which nothing can be sent."""
        if not works:
            return None
        try:
            with self._session.parsing("getExisting"):
                answer = await self._session.operations.get_existing([str(w.urn) for w in works])
        except DataHubMLError as error:
            if blame.ends_everything(error):
                self._fail(works, error)
                return error
            # Guards do without: the first attempt says whether it was the right one.
            for work in works:
                if work.must_exist:
                    await self._ask_about_one(work)
            return None
        present = present_aspects(answer)
        for work in works:
            work.exists = work.urn in present
            work.present = present.get(str(work.urn), frozenset())
        return None

    async def _ask_about_one(self, work: EntityWork) -> None:
        try:
            work.exists = await self._exists(work)
        except DataHubMLError as error:
            for unit in work.units:
                if unit.must_exist:
                    unit.outcome, unit.error = Outcome.FAILED, error

    async def _exists(self, work: EntityWork) -> bool:
        with self._session.parsing("entityExists"):
            return bool(await self._session.operations.entity_exists(work.urn))

    async def _patch_all(self, works: list[EntityWork], tries: int = 1) -> DataHubMLError | None:
        """Send the open units of these together; divide them if that fails."""
        patches = [patch for work in works for patch in work.patches()]
        units = [unit for work in works for unit in work.open_units]
        error = await self._send(patches, units)
        if error is None:
            self._succeed(units)
            return None
        if not blame.may_be_of_one(error):
            self._fail(works, error)
            return error
        if len(works) == 1:
            if blame.is_of_the_server(error) and tries < _SERVER_TRIES:
                return await self._patch_all(works, tries + 1)
            await self._one_by_one(works[0], error)
            return None
        for part in blame.parts(works, error):
            ending = await self._patch_all(part)
            if ending is not None:
                error = ending
        return error if blame.ends_everything(error) else None

    async def _one_by_one(self, work: EntityWork, error: DataHubMLError) -> None:
        """Carry out the units of an entity as single calls would."""
        units = work.open_units
        alone = len(units) == 1
        exists, present = work.exists, set(work.present or ())
        for unit in units:
            if unit.must_exist and not exists:
                unit.outcome, unit.error = Outcome.FAILED, missing(work.urn)
                continue
            if not alone:
                unit.attempt = 1 if present.isdisjoint(unit.guarded) else 2
            failure = error if alone else await self._send(_patches(unit), [unit])
            if isinstance(failure, WriteRejectedError) and unit.guarded:
                failure = await self._other_attempt(unit, failure)
            if failure is None:
                # A first attempt whose answer was lost is refused when it is repeated.
                known = work.present is not None
                unit.new = unit.attempt == 1 or (known and present.isdisjoint(unit.guarded))
                self._succeed([unit])
                exists = exists or bool(unit.patches)
                present.update(patch.aspect for patch in unit.patches)
                continue
            explained = await self._explained(unit, failure)
            if explained is None:
                self._succeed([unit])
                continue
            unit.outcome, unit.error = blame.outcome_of(explained), explained

    async def _other_attempt(self, unit: Unit, refusal: DataHubMLError) -> DataHubMLError | None:
        before = unit.attempt
        unit.attempt = 3 - before
        second = await self._send(_patches(unit), [unit])
        if second is None:
            return None
        if before == 1:
            second.__cause__ = refusal
            return second
        # The second attempt asks for less, so its refusal says more.
        return refusal if isinstance(second, WriteRejectedError) else second

    async def _explained(self, unit: Unit, error: DataHubMLError) -> DataHubMLError | None:
        """Return why a unit failed; ``None`` once it is written after all."""
        model = unit.model
        if model is None or not isinstance(error, WriteRejectedError):
            return error
        try:
            if not await self._lacks_set(model, error):
                return error
            await self._write(update_changes(model))
        except DataHubMLError as explained:
            return explained
        return None

    async def _send(
        self, patches: Sequence[SentPatch], units: Sequence[Unit]
    ) -> DataHubMLError | None:
        """Send patches; return why they were not written."""
        if not patches:
            return None
        failure: DataHubMLError | None = None
        for unit in units:
            unit.in_flight = True
        texts = ",".join([patch.text for patch in patches])
        try:
            data = await self._session.send(
                PATCH_ENTITIES_GQL, "patchEntities", JSONText(f'{{"input":[{texts}]}}')
            )
            if not _all_applied(patches, data):
                with self._session.parsing("patchEntities"):
                    results = patch_results(data)
                check_patch_results(patches, results)
        except DataHubMLError as error:
            failure = error
        for unit in units:
            unit.in_flight = False
        return failure

    @staticmethod
    def _succeed(units: Iterable[Unit]) -> None:
        for unit in units:
            changes = [patch for patch in unit.patches if patch.operations(unit.attempt)]
            unit.outcome = Outcome.WRITTEN if changes else Outcome.UNCHANGED

    @staticmethod
    def _fail(works: Iterable[EntityWork], error: DataHubMLError) -> None:
        for work in works:
            for unit in work.open_units:
                unit.outcome, unit.error = blame.outcome_of(error), error

    async def _delete(self, unit: Unit) -> None:
        if unit.outcome not in (Outcome.WRITTEN, Outcome.UNCHANGED):
            return
        unit.outcome = None
        unit.in_flight = True
        try:
            for delete in unit.deletes:
                await self._session.delete_aspect(delete.urn, delete.aspect)
            unit.outcome = Outcome.WRITTEN
        except DataHubMLError as error:
            unit.outcome, unit.error = blame.outcome_of(error), error
        unit.in_flight = False

    async def _post(self, events: list[_DueEvent], tries: int = 1) -> DataHubMLError | None:
        """Write events; divide them if that fails."""
        failure = await self._post_once(events)
        if failure is None:
            for unit, _ in events:
                if unit.event_error is None:
                    unit.event_outcome = Outcome.WRITTEN
            return None
        if blame.may_be_of_one(failure) and len(events) > 1:
            middle = len(events) // 2
            first = await self._post(events[:middle])
            return await self._post(events[middle:]) or first
        if blame.is_of_the_server(failure) and tries < _SERVER_TRIES:
            return await self._post(events, tries + 1)
        for unit, _ in events:
            unit.event_outcome, unit.event_error = blame.outcome_of(failure), failure
        return failure

    async def _post_once(self, events: list[_DueEvent]) -> DataHubMLError | None:
        failure: DataHubMLError | None = None
        for unit, _ in events:
            unit.in_flight = True
        try:
            await self._session.post_events([(unit.urn, event) for unit, event in events])
        except DataHubMLError as error:
            failure = error
        for unit, _ in events:
            unit.in_flight = False
        return failure


def _all_applied(patches: Sequence[SentPatch], data: Mapping[str, object]) -> bool:
    """Whether the answer says of every patch, in order, that it was applied.

    Nearly all answers do. What any other one means is found out with the generated models.
    """
    results = data.get("patchEntities")
    if not isinstance(results, list) or len(results) != len(patches):
        return False
    return all(
        isinstance(result, dict)
        and result.get("success") is True
        and result.get("urn") == patch.urn
        and result.get("error") is None
        for patch, result in zip(patches, results, strict=True)
    )


def _patches(unit: Unit) -> list[SentPatch]:
    return merged_patches(unit.urn, [(patch, unit.attempt) for patch in unit.patches])
