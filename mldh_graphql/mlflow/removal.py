"""`Removal`: hides in DataHub what MLflow has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.mlflow.report import SyncKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.options import SyncOptions
    from mldh_graphql.mlflow.records import ExperimentRecord
    from mldh_graphql.mlflow.report import SyncTally
    from mldh_graphql.mlflow.state import SyncState
    from mldh_graphql.mlflow.store import MLflowStore
    from mldh_graphql.mlflow.writing import SyncWriter
    from mldh_graphql.urns import Urn

__all__ = ["Removal"]

_AT_ONCE: Final = 100


class Removal:
    """Soft-deletes what MLflow has deleted.

    Args:
        store: The MLflow store.
        state: What was written.
        writer: Writes to DataHub.
        urns: The rule for URNs.
        options: What is to be done.
        tally: Counts what became of the objects.
    """

    def __init__(
        self,
        store: MLflowStore,
        state: SyncState,
        writer: SyncWriter,
        urns: MLflowUrns,
        options: SyncOptions,
        tally: SyncTally,
    ) -> None:
        self._store = store
        self._state = state
        self._writer = writer
        self._urns = urns
        self._options = options
        self._shard = options.shard
        self._tally = tally

    async def remove_deleted(
        self, chosen: Mapping[str, ExperimentRecord], trash: Mapping[str, ExperimentRecord]
    ) -> None:
        """Remove what is in MLflow's trash.

        Args:
            chosen: The experiments that are read.
            trash: Those that would be, but are in the trash.
        """
        async for runs, issues in self._store.runs(
            [*chosen, *trash], filters=self._shard.run_filters(), deleted_only=True
        ):
            self._tally.note(issues)
            await self._writer.remove(
                [
                    (self._urns.run(r.id), SyncKind.RUN, r.id)
                    for r in runs
                    if self._shard.has_run(r.id)
                ]
            )
        # Under the official identity, an experiment that took over a name took over the entity.
        present = {self._urns.experiment(each.name) for each in chosen.values()}
        gone = [
            (self._urns.experiment(each.name), SyncKind.EXPERIMENT, each.id)
            for each in trash.values()
            if each.id in self._shard
        ]
        await self._writer.remove([each for each in gone if each[0] not in present])

    async def remove_vanished(
        self, chosen: Mapping[str, ExperimentRecord], experiment_ids: Collection[str]
    ) -> None:
        """Remove what is not even in MLflow's trash, or is called otherwise now.

        Args:
            chosen: The experiments that are read.
            experiment_ids: All experiments that MLflow has.
        """
        gone = [*self._vanished_experiments(chosen, experiment_ids), *self._vanished_models()]
        runs = [
            (urn, run_id)
            for urn, run_id in self._state.not_seen(SyncKind.RUN)
            if self._shard.has_run(run_id)
        ]
        for start in range(0, len(runs), _AT_ONCE):
            some = runs[start : start + _AT_ONCE]
            still = await self._store.runs_by_id(list(experiment_ids), [each for _, each in some])
            gone += [(urn, SyncKind.RUN, run_id) for urn, run_id in some if run_id not in still]
        for start in range(0, len(gone), _AT_ONCE):
            await self._writer.remove(gone[start : start + _AT_ONCE])

    def _vanished_experiments(
        self, chosen: Mapping[str, ExperimentRecord], experiment_ids: Collection[str]
    ) -> Iterator[tuple[Urn, SyncKind, str]]:
        for urn, known_as in self._state.not_seen(SyncKind.EXPERIMENT):
            left_out = known_as in experiment_ids and known_as not in chosen
            if known_as in self._shard and not left_out:
                yield urn, SyncKind.EXPERIMENT, known_as

    def _vanished_models(self) -> Iterator[tuple[Urn, SyncKind, str]]:
        for urn, known_as in self._state.not_seen(SyncKind.REGISTERED_MODEL):
            if known_as in self._shard:
                yield urn, SyncKind.REGISTERED_MODEL, known_as
        for urn, known_as in self._state.not_seen(SyncKind.MODEL_VERSION):
            if known_as.rpartition("/")[0] in self._shard:
                yield urn, SyncKind.MODEL_VERSION, known_as
        if self._options.is_everything:
            for urn, known_as in self._state.not_seen(SyncKind.LOGGED_MODEL):
                if known_as in self._shard:
                    yield urn, SyncKind.LOGGED_MODEL, known_as
