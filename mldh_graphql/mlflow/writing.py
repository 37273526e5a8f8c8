"""`SyncWriter`: writes what has changed, and remembers what it wrote."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.fields import set_removed
from mldh_graphql.errors import (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    DataHubMLError,
    EntityNotFoundError,
    InvalidUrnError,
    InvalidValueError,
    RateLimitedError,
    RequestTimeoutError,
    UnsupportedServerError,
)
from mldh_graphql.mlflow.difference import changes_since, written_entity
from mldh_graphql.mlflow.fresh import written_at_once
from mldh_graphql.mlflow.report import SyncIssue, SyncKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.mlflow.described import Described
    from mldh_graphql.mlflow.report import SyncTally
    from mldh_graphql.mlflow.state import SyncState
    from mldh_graphql.urns import Urn

__all__ = ["SyncWriter", "described"]

_OF_DATAHUB = (
    AuthenticationError,
    ConfigurationError,
    ConnectionFailedError,
    RateLimitedError,
    RequestTimeoutError,
    UnsupportedServerError,
)
"""Failures that no object is to blame for: whoever comes next would fail as well."""

_LONG: Final = (SyncKind.RUN, SyncKind.MODEL_VERSION)
"""What has many entries, and of which the bulk writer can ask whether it is there."""


class SyncWriter:
    """Writes objects of MLflow to DataHub.

    What is written is remembered once DataHub has acknowledged it, so that a sync that dies is
    taken up where it was.

    Args:
        client: Leads to DataHub.
        state: What earlier syncs wrote.
        tally: Counts what became of the objects.
        dry_run: Whether to count only.
        rewrite: Whether to write also what has not changed.
    """

    def __init__(
        self,
        client: DataHubMLClient,
        state: SyncState,
        tally: SyncTally,
        *,
        dry_run: bool,
        rewrite: bool,
    ) -> None:
        self._client = client
        self._state = state
        self._tally = tally
        self._dry_run = dry_run
        self._rewrite = rewrite
        self._pending: asyncio.Task[None] | None = None

    async def write_soon(self, objects: Sequence[Described]) -> None:
        """Begin to write objects, as `write` does, once those before them are written.

        One page is written while the next is read and described; never two at a time, so that
        what is held in memory stays small and what is written last is what came last.

        Raises:
            DataHubMLError: DataHub cannot be written to at all; found with the objects before.
        """
        await self.finish()
        self._pending = asyncio.create_task(self.write(objects))

    async def finish(self) -> None:
        """Wait until everything is written.

        Raises:
            DataHubMLError: DataHub cannot be written to at all.
        """
        pending, self._pending = self._pending, None
        if pending is not None:
            await pending

    async def leave(self, *, at_once: bool) -> None:
        """Begin nothing more.

        Args:
            at_once: Whether to break off what is being written, too; a later sync writes it again.
        """
        pending, self._pending = self._pending, None
        if pending is not None:
            if at_once:
                pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)

    async def write(self, objects: Sequence[Described]) -> None:
        """Write those of the objects that are new or have changed.

        Raises:
            DataHubMLError: DataHub cannot be written to at all.
        """
        by_urn = {each.urn: each for each in objects}
        known = await asyncio.to_thread(self._state.written, by_urn)
        due, unchanged = [], []
        for each in by_urn.values():
            self._tally.note(each.issues)
            self._tally.add(each.kind, "read")
            now = written_entity(each.changes)
            before, removed = known.get(str(each.urn), (None, False))
            if self._rewrite and before is not None:
                undone = changes_since(each.urn, (), before, now)
                changes = (*each.changes, *undone)
            else:
                changes = changes_since(each.urn, each.changes, before, now)
                if before is None and each.kind in _LONG:
                    changes = written_at_once(changes)
            if removed:
                changes = (*changes, *set_removed(each.urn, removed=False))
            if changes:
                due.append((each, now, changes))
            else:
                unchanged.append((each, now))
                self._tally.add(each.kind, "unchanged")
        failed: dict[Urn, DataHubMLError | None] = {}
        if not self._dry_run:
            async with self._client.bulk(keep_written=False) as bulk:
                for _, _, changes in due:
                    await bulk.submit(changes)
            self._tally.datahub_requests += bulk.report.requests
            failed = {item.urn: item.error for item in bulk.report.failed}
            done = [(each, now) for each, now, _ in due if each.urn not in failed]
            await asyncio.to_thread(self._state.keep_written, [*done, *unchanged])
        for each, _, _ in due:
            self._settle(each, each.urn in failed, failed.get(each.urn))
        _raise_if_of_datahub(failed.values())

    async def remove(self, objects: Sequence[tuple[Urn, SyncKind, str]]) -> None:
        """Soft-delete those of the entities that DataHub has and that are not removed yet.

        Raises:
            DataHubMLError: DataHub cannot be written to at all.
        """
        removed = await asyncio.to_thread(self._state.removed, [urn for urn, _, _ in objects])
        due = [each for each in objects if str(each[0]) not in removed]
        failed: dict[Urn, DataHubMLError | None] = {}
        if due and not self._dry_run:
            async with self._client.bulk(keep_written=False) as bulk:
                await bulk.soft_delete(*(urn for urn, _, _ in due))
            self._tally.datahub_requests += bulk.report.requests
            failed = {item.urn: item.error for item in bulk.report.failed}
        gone = {urn for urn, error in failed.items() if isinstance(error, EntityNotFoundError)}
        for urn, kind, known_as in due:
            if urn not in failed:
                self._tally.add(kind, "removed")
            elif urn not in gone:
                reason = f"DataHub refused to soft-delete it: {failed[urn]}"
                self._tally.note([SyncIssue(kind, known_as, reason, "it stays", failed=True)])
        if not self._dry_run:
            done = [each for each in due if each[0] not in failed or each[0] in gone]
            await asyncio.to_thread(self._state.keep_removed, done)
        _raise_if_of_datahub(error for urn, error in failed.items() if urn not in gone)

    def _settle(self, each: Described, failed: bool, error: DataHubMLError | None) -> None:  # noqa: FBT001 - private
        self._tally.add(each.kind, "failed" if failed else "written")
        if failed:
            issue = SyncIssue(
                each.kind, each.id, f"DataHub refused it: {error}", "it is not there", failed=True
            )
            self._tally.note([issue])


def described(
    kind: SyncKind, known_as: str, describe: Callable[[], Described], tally: SyncTally
) -> list[Described]:
    """Return the description of an object; one that cannot be described is an issue."""
    try:
        return [describe()]
    except (InvalidValueError, InvalidUrnError) as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 - one odd object must not keep the others away
        reason = f"it cannot be described ({error!r})"
    tally.add(kind, "read")
    tally.add(kind, "failed")
    tally.note([SyncIssue(kind, known_as, reason, "it was left out", failed=True)])
    return []


def _raise_if_of_datahub(errors: Iterable[DataHubMLError | None]) -> None:
    for error in errors:
        if isinstance(error, _OF_DATAHUB):
            raise error
