"""`DatasetWriter`: writes data sets as the newest run knew them, beside other writers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.mlflow.datasets import dataset_description
from mldh_graphql.mlflow.report import SyncIssue, SyncKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.errors import DataHubMLError
    from mldh_graphql.mlflow.datasets import SeenDataset
    from mldh_graphql.mlflow.described import Described
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.report import SyncTally
    from mldh_graphql.mlflow.state import SyncState
    from mldh_graphql.urns import Urn

__all__ = ["DatasetWriter"]

_AT_ONCE: Final = 100
_ATTEMPTS: Final = 5


class DatasetWriter:
    """Writes the data sets that a pass has put aside.

    Args:
        client: Leads to DataHub.
        state: Has the data sets.
        tally: Counts what became of them.
        urns: The rule for URNs.
        dry_run: Whether to count only.
    """

    def __init__(
        self,
        client: DataHubMLClient,
        state: SyncState,
        tally: SyncTally,
        urns: MLflowUrns,
        *,
        dry_run: bool,
    ) -> None:
        self._client = client
        self._state = state
        self._tally = tally
        self._urns = urns
        self._dry_run = dry_run

    async def write(self) -> None:
        """Write all of them, unless DataHub knows as much from a newer run."""
        for seen in self._state.datasets():
            for start in range(0, len(seen), _AT_ONCE):
                await self._write_some(seen[start : start + _AT_ONCE])

    async def _write_some(self, seen: Sequence[SeenDataset]) -> None:
        waiting: dict[Urn, SeenDataset] = {}
        for each in seen:
            try:
                waiting[self._urns.dataset(each.dataset.name)] = each
            except InvalidUrnError:
                # Told with the run that read it.
                continue
        self._tally.add(SyncKind.DATASET, "read", len(waiting))
        refused: dict[Urn, DataHubMLError | None] = {}
        for _ in range(_ATTEMPTS):
            due = await self._due(waiting)
            if self._dry_run:
                self._tally.add(SyncKind.DATASET, "written", len(due))
                return
            if not due:
                return
            # Another shard may have been faster; then DataHub refuses, and what is there counts.
            refused = await self._send(due)
            for found in due:
                if found.urn not in refused:
                    del waiting[found.urn]
                    self._tally.add(SyncKind.DATASET, "written")
        for urn, error in refused.items():
            self._tally.add(SyncKind.DATASET, "failed")
            name = waiting[urn].dataset.name
            reason = f"DataHub refused it: {error}"
            issue = SyncIssue(SyncKind.DATASET, name, reason, "it is not there", failed=True)
            self._tally.note([issue])

    async def _due(self, waiting: dict[Urn, SeenDataset]) -> list[Described]:
        """Return what is to be written; what DataHub knows already waits no longer."""
        stored = await self._client.get_many(waiting, missing_ok=True)
        self._tally.datahub_requests += 1
        due = []
        for urn, each in list(waiting.items()):
            entity = stored.get(urn)
            properties = entity.custom_properties if entity is not None else None
            found = dataset_description(each, properties or {}, self._urns)
            if found is None:
                del waiting[urn]
                self._tally.add(SyncKind.DATASET, "unchanged")
                continue
            self._tally.note(found.issues)
            due.append(found)
        return due

    async def _send(self, due: Sequence[Described]) -> dict[Urn, DataHubMLError | None]:
        async with self._client.bulk(keep_written=False) as bulk:
            for each in due:
                await bulk.submit(each.changes)
        self._tally.datahub_requests += bulk.report.requests
        return {item.urn: item.error for item in bulk.report.failed}
