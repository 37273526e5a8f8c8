"""`BulkWriter`: the client's calls, sent many at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from mldh_graphql.bulk import blame
from mldh_graphql.bulk.queue import WaitingChanges
from mldh_graphql.bulk.report import BulkProgress, BulkReport, Ledger, Outcome
from mldh_graphql.bulk.sending import ChunkCalls
from mldh_graphql.bulk.throttle import Throttle
from mldh_graphql.bulk.unit import Unit
from mldh_graphql.changes import fields
from mldh_graphql.client.arguments import checked_count
from mldh_graphql.client.attachments import AttachmentCalls
from mldh_graphql.client.calls import creation
from mldh_graphql.client.datasets import DatasetCalls
from mldh_graphql.client.existence import ExistenceCalls
from mldh_graphql.client.experiments import ExperimentCalls
from mldh_graphql.client.links import LinkCalls
from mldh_graphql.client.model_groups import ModelGroupCalls
from mldh_graphql.client.models import ModelCalls
from mldh_graphql.client.training_runs import TrainingRunCalls
from mldh_graphql.entities import MLModel
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.retries import watching_attempts
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from mldh_graphql.bulk.work import EntityWork
    from mldh_graphql.changes import AnyEntity, Change
    from mldh_graphql.entities import AuditStamp, RunEvent
    from mldh_graphql.errors import DataHubMLError
    from mldh_graphql.retries import Failure
    from mldh_graphql.session import Session

__all__ = ["BulkWriter"]


@dataclass(slots=True)
class _Sending:
    """A chunk that is under way."""

    chunk: list[EntityWork]
    number: int
    well: bool = True


class BulkWriter(
    ModelGroupCalls,
    ModelCalls,
    ExperimentCalls,
    TrainingRunCalls,
    DatasetCalls,
    LinkCalls,
    AttachmentCalls,
    ExistenceCalls,
):
    """The client's calls, collected and sent many at once; made by ``client.bulk()``.

    A call that writes returns as soon as its changes wait to be sent; it raises only for arguments
    that cannot be written. A chunk is sent when enough entities wait, the rest at `flush` and at
    the end of ``async with``. The outcome is that of making the calls one after the other: changes
    of one entity keep their order and are never under way twice, and what DataHub refuses keeps
    nothing else from being written. What became of each is in `report`.

    Everything may be repeated: run the program again after it died, and what was written already
    changes nothing.

    While more than ``concurrency * chunk_size`` entities wait, calls wait too, so memory stays flat
    however many there are. Calls that read are sent at once, and see only what has been written.

    If the block raises, what was collected before is still written. If it is cancelled, nothing
    more is sent, and the report tells what was under way.
    """

    def __init__(
        self,
        session: Session,
        *,
        chunk_size: int = 100,
        concurrency: int = 4,
        on_progress: Callable[[BulkProgress], None] | None = None,
        keep_written: bool = True,
    ) -> None:
        super().__init__(session)
        checked_count("chunk_size", chunk_size, most=1_000)
        checked_count("concurrency", concurrency, most=64)
        self._calls = ChunkCalls(session)
        self._waiting = WaitingChanges(chunk_size)
        self._most_waiting = chunk_size * concurrency
        self._throttle = Throttle(concurrency)
        self._ledger = Ledger(keep_written=keep_written)
        self._on_progress = on_progress
        self._tasks: dict[asyncio.Task[None], _Sending] = {}
        self._moved = asyncio.Event()
        self._flushing = 0
        self._ended_by: DataHubMLError | None = None
        self._broken: BaseException | None = None
        self._closed = False

    @property
    def report(self) -> BulkReport:
        """What became of everything so far."""
        return self._ledger.report()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if error is None or isinstance(error, Exception):
                await self.flush()
        finally:
            await self.aclose()

    async def submit(
        self, changes: Sequence[Change], *, must_exist: bool = False, model: MLModel | None = None
    ) -> None:
        """Let changes wait to be sent; those of one entity are applied together or not at all.

        Args:
            changes: What is to be done.
            must_exist: Whether changes of an entity that DataHub does not have are to fail.
            model: The model that the changes create, if a refusal is to tell of its version.

        Raises:
            ConfigurationError: The writer is closed.
        """
        if len(changes) == 1:
            await self._submit(Unit(changes[0].urn, changes, must_exist=must_exist, model=model))
            return
        by_urn: dict[Urn, list[Change]] = {}
        for change in changes:
            by_urn.setdefault(change.urn, []).append(change)
        for urn, of_one in by_urn.items():
            await self._submit(Unit(urn, of_one, must_exist=must_exist, model=model))

    async def flush(self) -> BulkReport:
        """Send everything that waits; return when all of it is decided.

        Returns:
            What became of everything so far. Nothing is raised for what failed.
        """
        self._flushing += 1
        try:
            self._pump()
            while self._tasks or self._waiting:
                await self._something()
        finally:
            self._flushing -= 1
        self._raise_if_broken()
        return self.report

    async def aclose(self) -> None:
        """Send nothing more, and cancel what is under way.

        The report then says of everything whether it was sent. After `flush` there is nothing left
        to cancel.
        """
        self._closed = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._give_up()

    async def soft_delete(self, *urns: str) -> None:
        """Hide entities from search and pages, each if it exists; nothing they hold is lost."""
        for urn in dict.fromkeys(map(Urn, urns)):
            await self.submit(fields.set_removed(urn, removed=True), must_exist=True)

    async def restore(self, *urns: str) -> None:
        """Undo `soft_delete`, for each that exists."""
        for urn in dict.fromkeys(map(Urn, urns)):
            await self.submit(fields.set_removed(urn, removed=False), must_exist=True)

    async def _create(
        self,
        entity: AnyEntity,
        *,
        created: AuditStamp | None = None,
        started: RunEvent | None = None,
    ) -> None:
        changes = creation(entity, created=created, started=started)
        model = entity if isinstance(entity, MLModel) and entity.version is not None else None
        await self._submit(Unit(entity.urn, changes, model=model))

    async def _change(self, urn: Urn, changes: Sequence[Change]) -> None:
        await self._submit(Unit(Urn(urn), changes, must_exist=True))

    async def _write(self, changes: Sequence[Change]) -> None:
        await self.submit(changes)

    async def _submit(self, unit: Unit) -> None:
        if self._closed:
            raise ConfigurationError("the bulk writer is closed; open a new one")
        while self._tasks and self._is_full():
            self._pump()
            await self._something()
        self._raise_if_broken()
        self._waiting.put(unit)
        running = len(self._tasks)
        self._pump()
        if len(self._tasks) > running:
            # The request is on its way while the next chunk is being collected.
            await asyncio.sleep(0)

    def _is_full(self) -> bool:
        return len(self._waiting) >= self._most_waiting or self._waiting.chunks > (
            2 * self._throttle.bound + 2
        )

    async def _something(self) -> None:
        """Wait until a chunk has been decided."""
        if self._tasks:
            self._moved.clear()
            await self._moved.wait()

    def _pump(self) -> None:
        """Send what can be sent."""
        if self._closed:
            return
        if self._ended_by is not None:
            self._give_up()
            return
        while self._throttle.has_room and (
            self._waiting.is_due or (self._flushing and self._waiting.has_ready)
        ):
            sending = _Sending(self._waiting.take(), self._throttle.start())
            task = asyncio.create_task(self._carry(sending))
            self._tasks[task] = sending
            task.add_done_callback(self._ended)

    async def _carry(self, sending: _Sending) -> None:
        """Send a chunk."""

        def watch(failure: Failure | None) -> None:
            if failure is None:
                self._ledger.requests += 1
            elif blame.is_overload(failure.error):
                sending.well = False
                self._throttle.overloaded(sending.number)

        with watching_attempts(watch):
            self._ended_by = await self._calls.send_chunk(sending.chunk) or self._ended_by

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Record what became of a chunk, even if it was cancelled before it began."""
        sending = self._tasks.pop(task)
        for work in sending.chunk:
            work.settle(self._ledger)
        self._waiting.done(work.urn for work in sending.chunk)
        self._throttle.end(well=sending.well)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = error
        self._pump()
        self._moved.set()
        self._tell()

    def _give_up(self) -> None:
        """Record that nothing of what waits was sent."""
        for unit in self._waiting.drain():
            self._ledger.add(unit.urn, unit.all_aspects, Outcome.NOT_SENT, self._ended_by)

    def _raise_if_broken(self) -> None:
        if self._broken is not None:
            broken, self._broken = self._broken, None
            raise broken

    def _tell(self) -> None:
        if self._on_progress is None:
            return
        ledger = self._ledger
        self._on_progress(
            BulkProgress(
                written=ledger.written + ledger.unchanged,
                failed=ledger.failed,
                waiting=len(self._waiting),
                requests=ledger.requests,
                concurrency=self._throttle.bound,
            )
        )
