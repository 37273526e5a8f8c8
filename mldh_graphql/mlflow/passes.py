"""`SyncPass`: one way through an MLflow store, from experiments to what was deleted."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.mlflow.ahead import ReadAhead
from mldh_graphql.mlflow.dataset_writing import DatasetWriter
from mldh_graphql.mlflow.datasets import SeenDataset
from mldh_graphql.mlflow.experiments import experiment_description
from mldh_graphql.mlflow.identity import MLflowUrns
from mldh_graphql.mlflow.models import (
    RunValues,
    logged_model_description,
    registered_model_description,
    version_description,
)
from mldh_graphql.mlflow.options import DeletedObjects, MetricHistory
from mldh_graphql.mlflow.pages import MLflowPages
from mldh_graphql.mlflow.people import user_description
from mldh_graphql.mlflow.removal import Removal
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.runs import RunLinks, run_description
from mldh_graphql.mlflow.stages import stage_descriptions
from mldh_graphql.mlflow.writing import SyncWriter, described

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.mlflow.described import Described
    from mldh_graphql.mlflow.options import SyncOptions
    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )
    from mldh_graphql.mlflow.report import SyncIssue, SyncTally
    from mldh_graphql.mlflow.state import SyncState
    from mldh_graphql.mlflow.store import MLflowStore
    from mldh_graphql.urns import MLModelUrn

__all__ = ["SyncPass"]

_T = TypeVar("_T")
_Page: TypeAlias = "tuple[list[_T], list[SyncIssue]]"

_SAMPLES: Final = 20
_AT_ONCE: Final = 100


class SyncPass:
    """One way through a store.

    Args:
        client: Leads to DataHub.
        store: The MLflow store.
        state: What earlier syncs did.
        options: What is to be done.
        tally: Counts what became of the objects.
        progress: Is called from time to time.
    """

    def __init__(
        self,
        client: DataHubMLClient,
        store: MLflowStore,
        state: SyncState,
        options: SyncOptions,
        tally: SyncTally,
        progress: Callable[[], None],
    ) -> None:
        self._client = client
        self._store = store
        self._state = state
        self._options = options
        self._tally = tally
        self._progress = progress
        self._urns = MLflowUrns(options.identity, options.env)
        self._pages = MLflowPages(options.mlflow_url)
        self._writer = SyncWriter(
            client, state, tally, dry_run=options.dry_run, rewrite=options.rewrite
        )
        self._datasets = DatasetWriter(client, state, tally, self._urns, dry_run=options.dry_run)
        self._chosen: dict[str, ExperimentRecord] = {}
        self._trash: dict[str, ExperimentRecord] = {}
        self._all_ids: list[str] = []
        self._models_of_run: dict[str, list[MLModelUrn]] = defaultdict(list)
        self._latest: dict[str, str] = {}
        self._aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._measured: dict[str, list[MLModelUrn]] = defaultdict(list)
        self._with_logged_models: set[str] = set()
        self._users: set[str] = set()
        self._reading_ahead: list[ReadAhead[Any]] = []
        self._refreshed: set[str] = set()
        self.reads_all = True

    async def run(self) -> None:
        """Go through the store."""
        try:
            await self._go_through()
        except Exception:
            # MLflow may be what failed; what DataHub is being told is still told.
            await self._writer.leave(at_once=False)
            raise
        except BaseException:
            await self._writer.leave(at_once=True)
            raise
        finally:
            await asyncio.gather(*(pages.leave() for pages in self._reading_ahead))

    def _ahead(self, pages: AsyncIterator[_Page[_T]]) -> ReadAhead[_Page[_T]]:
        ahead = ReadAhead(pages)
        self._reading_ahead.append(ahead)
        return ahead

    async def _go_through(self) -> None:
        started = datetime.now(UTC)
        await self._check_state()
        last_full = f"full {self._options.selection}"
        self.reads_all = self._options.reads_all(self._state.fact(last_full))
        await self._choose_experiments()
        # Runs take MLflow longest, so they are what it is asked for before anything is written.
        filters = self._options.filters(reads_all=self.reads_all, now=started)
        runs = self._ahead(self._store.runs(list(self._chosen), filters=filters))
        versions = self._ahead(self._store.versions())
        models = self._ahead(self._store.registered_models())
        logged_models = self._ahead(self._store.logged_models(list(self._chosen)))
        if "stages" in self._options.shard:
            await self._writer.write_soon(stage_descriptions(self._urns))
        await self._take_experiments()
        await self._put_versions_aside(versions)
        await self._take_registered_models(models)
        await self._take_logged_models(logged_models)
        async for records, issues in runs:
            self._tally.note(issues)
            await self._take_runs([r for r in records if self._options.shard.has_run(r.id)])
        await self._take_versions()
        await self._writer.finish()
        await self._datasets.write()
        self._progress()
        if self._options.deleted is DeletedObjects.SOFT_DELETE:
            removal = Removal(
                self._store, self._state, self._writer, self._urns, self._options, self._tally
            )
            await removal.remove_deleted(self._chosen, self._trash)
            if self.reads_all:
                await removal.remove_vanished(self._chosen, self._all_ids)
        if self.reads_all and not self._options.dry_run:
            self._state.keep_fact(last_full, started.isoformat())

    async def _check_state(self) -> None:
        """Forget what earlier syncs wrote if DataHub has lost it."""
        samples = self._state.samples(_SAMPLES)
        if not samples:
            return
        found = await self._client.get_many(samples, missing_ok=True)
        self._tally.datahub_requests += 1
        if not found:
            self._state.forget_everything()
            return
        self._state.forget(urn for urn in samples if urn not in found)

    async def _choose_experiments(self) -> None:
        experiments, issues = await self._store.experiments()
        self._tally.note(issues)
        self._all_ids = [each.id for each in experiments]
        for each in experiments:
            if self._options.chooses(each.name):
                (self._trash if each.deleted else self._chosen)[each.id] = each

    async def _take_experiments(self) -> None:
        mine = [each for each in self._chosen.values() if each.id in self._options.shard]
        for start in range(0, len(mine), _AT_ONCE):
            found = []
            for each in mine[start : start + _AT_ONCE]:
                found += described(
                    SyncKind.EXPERIMENT,
                    each.name,
                    partial(experiment_description, each, self._urns, self._pages),
                    self._tally,
                )
            await self._writer.write_soon(found)
        self._progress()

    async def _put_versions_aside(self, pages: ReadAhead[_Page[VersionRecord]]) -> None:
        """Learn which run made which version; their own values come with their runs."""
        async for versions, issues in pages:
            self._tally.note(issues)
            # Older ones first, whatever MLflow begins with.
            versions.sort(key=lambda each: _number(each.version))
            for each in versions:
                if _number(each.version) >= _number(self._latest.get(each.name, "")):
                    self._latest[each.name] = each.version
                if each.run_id:
                    self._note_model(each.run_id, each.name, each.version)
            mine = [each for each in versions if each.name in self._options.shard]
            await asyncio.to_thread(self._state.add_versions, mine)

    def _note_model(self, run_id: str, name: str, version: str) -> None:
        try:
            self._models_of_run[run_id].append(self._urns.model(name, version))
        except InvalidUrnError:
            # Told when the version's own turn comes.
            return

    async def _take_registered_models(self, pages: ReadAhead[_Page[RegisteredModelRecord]]) -> None:
        async for models, issues in pages:
            self._tally.note(issues)
            found = []
            for each in models:
                for alias, version in each.aliases.items():
                    self._aliases[each.name, version].append(alias)
                if each.name in self._options.shard:
                    found += described(
                        SyncKind.REGISTERED_MODEL,
                        each.name,
                        partial(
                            registered_model_description,
                            each,
                            self._latest.get(each.name),
                            self._urns,
                            self._pages,
                        ),
                        self._tally,
                    )
            await self._writer.write_soon(found)
            self._progress()

    async def _take_logged_models(self, pages: ReadAhead[_Page[LoggedModelRecord]]) -> None:
        async for models, issues in pages:
            self._tally.note(issues)
            found = []
            for each in models:
                self._with_logged_models.add(each.experiment_id)
                for run_id in each.measured_by:
                    if run_id != each.run_id:
                        self._measured[run_id].append(self._urns.logged_model(each.id))
                if each.id in self._options.shard:
                    found += described(
                        SyncKind.LOGGED_MODEL,
                        each.id,
                        partial(logged_model_description, each, self._urns, self._pages),
                        self._tally,
                    )
            await self._writer.write_soon(found)
            self._progress()

    async def _take_runs(self, runs: Sequence[RunRecord]) -> None:
        """Write those runs of a page that have changed, and learn what others need of them."""
        links = {run.id: self._links(run) for run in runs}
        digests = {run.id: self._digest(run, links[run.id]) for run in runs}
        known = await asyncio.to_thread(
            self._state.seen_as, [self._urns.run(run.id) for run in runs]
        )
        changed: list[RunRecord] = []
        same: list[RunRecord] = []
        for run in runs:
            is_same = known.get(str(self._urns.run(run.id))) == digests[run.id]
            (same if is_same and not self._options.rewrite else changed).append(run)
        self._tally.add(SyncKind.RUN, "read", len(same))
        self._tally.add(SyncKind.RUN, "unchanged", len(same))
        if same and not self._options.dry_run:
            urns = [self._urns.run(run.id) for run in same]
            await asyncio.to_thread(self._state.keep_seen, urns)
        made = [run for run in runs if run.id in self._models_of_run]
        values = {run.id: RunValues(run.params, run.metrics, linked=True) for run in made}
        await asyncio.to_thread(self._state.keep_runs, values.items())
        self._refreshed |= values.keys()
        found = []
        for run in await self._completed(changed):
            found += self._new_user(run)
            found += described(
                SyncKind.RUN,
                run.id,
                partial(self._describe_run, run, links[run.id], digests[run.id]),
                self._tally,
            )
            for dataset in run.datasets:
                seen_by = SeenDataset.order(run.start, run.id)
                self._state.add_dataset(SeenDataset(dataset, seen_by))
        if values:
            # The versions that they made go with them; those that are too many come in the end.
            versions = await asyncio.to_thread(self._state.take_due_versions, values)
            earlier = {each.run_id for each in versions} - values.keys()
            values |= await asyncio.to_thread(self._state.run_values, earlier)
            found += self._describe_versions(versions, values)
        await self._writer.write_soon(found)
        self._progress()

    def _describe_run(self, run: RunRecord, links: RunLinks, digest: str) -> Described:
        found = run_description(run, links, self._urns, self._pages)
        return replace(found, seen_as=digest)

    async def _completed(self, runs: Sequence[RunRecord]) -> list[RunRecord]:
        """Return runs with what MLflow's search leaves out: histories, models that they read."""
        histories = {}
        if runs and self._options.metric_history is not MetricHistory.NONE:
            every = self._options.metric_history is MetricHistory.ALL
            histories = await self._store.histories(runs, every_metric=every)
        asked = [
            run
            for run in runs
            if run.model_inputs is None
            and not run.model_outputs
            and run.experiment_id in self._with_logged_models
        ]
        inputs = await self._store.model_inputs(asked)
        return [
            replace(
                run,
                histories=histories.get(run.id, {}),
                model_inputs=run.model_inputs or inputs.get(run.id),
            )
            for run in runs
        ]

    def _links(self, run: RunRecord) -> RunLinks:
        logged = [self._urns.logged_model(each) for each in run.model_outputs if each]
        return RunLinks(
            experiment=self._urns.experiment(self._chosen[run.experiment_id].name),
            models=tuple(dict.fromkeys([*sorted(self._models_of_run.get(run.id, ())), *logged])),
            read_models=tuple(dict.fromkeys(self._measured.get(run.id, ()))),
        )

    def _digest(self, run: RunRecord, links: RunLinks) -> str:
        said = repr((run, links, self._options.mlflow_url, self._options.metric_history))
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _new_user(self, run: RunRecord) -> list[Described]:
        if run.user in self._users:
            return []
        self._users.add(run.user)
        return described(
            SyncKind.USER, run.user, partial(user_description, run.user, self._urns), self._tally
        )

    async def _take_versions(self) -> None:
        """Write the versions that did not go with their runs."""
        while versions := await asyncio.to_thread(self._state.take_versions):
            run_ids = {each.run_id for each in versions if each.run_id}
            values = await asyncio.to_thread(self._state.run_values, run_ids)
            missing = run_ids - (self._refreshed if self.reads_all else values.keys())
            values = {run_id: each for run_id, each in values.items() if run_id not in missing}
            values |= await self._values_elsewhere(sorted(missing))
            await self._writer.write_soon(self._describe_versions(versions, values))
            self._progress()

    def _describe_versions(
        self, versions: Iterable[VersionRecord], values: Mapping[str, RunValues]
    ) -> list[Described]:
        found = []
        for each in versions:
            found += described(
                SyncKind.MODEL_VERSION,
                f"{each.name}/{each.version}",
                partial(
                    version_description,
                    each,
                    self._aliases.get((each.name, each.version), ()),
                    values.get(each.run_id),
                    self._urns,
                    self._pages,
                ),
                self._tally,
            )
        return found

    async def _values_elsewhere(self, run_ids: Sequence[str]) -> dict[str, RunValues]:
        """Return what versions have from runs that were not read: old ones, deleted ones."""
        if not run_ids:
            return {}
        experiments = [*self._chosen, *self._trash]
        runs = await self._store.runs_by_id(experiments, run_ids)
        active = [r for r in runs.values() if not r.deleted and r.experiment_id in self._chosen]
        # A model is nothing without its run, so that is written however old it is.
        await self._take_runs([r for r in active if self._options.shard.has_run(r.id)])
        linked = {run.id for run in active}
        values = {
            run.id: RunValues(run.params, run.metrics, linked=run.id in linked)
            for run in runs.values()
        }
        await asyncio.to_thread(self._state.keep_runs, values.items())
        return values


def _number(version: str) -> int:
    return int(version) if version.isdecimal() else 0
