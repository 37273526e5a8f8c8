"""`MLflowStore`: an MLflow store, read in bulk and without blocking the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeVar

from mldh_graphql.errors import SourceError
from mldh_graphql.mlflow.client_source import MLflowClientSource, mlflow_uris
from mldh_graphql.mlflow.metric_history import HistoryReader
from mldh_graphql.mlflow.report import SyncIssue, SyncKind
from mldh_graphql.mlflow.server_login import ServerLogin
from mldh_graphql.mlflow.server_source import MLflowServerSource
from mldh_graphql.mlflow.source import Page, RunSearch, RunView, without_credentials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from types import TracebackType

    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        MetricSummary,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )
    from mldh_graphql.mlflow.source import MLflowSource

__all__ = ["MLflowStore", "is_server"]

_T = TypeVar("_T")
_Pages: TypeAlias = "AsyncIterator[tuple[list[_T], list[SyncIssue]]]"

_EXPERIMENTS_AT_ONCE: Final = 200
_RUNS_ASKED_BY_ID: Final = 200
_QUESTIONS_AT_ONCE: Final = 4


class MLflowStore:
    """A tracking store and a model registry.

    A server is asked by its REST API, unless logging in takes MLflow's own client; everything else
    is read through that client. The next page is fetched while the last one is being used.

    Args:
        tracking_uri: Where the store is; without it MLflow's own setting counts
            (``MLFLOW_TRACKING_URI``).
        registry_uri: Where the model registry is, if that is elsewhere.
        page_size: How many runs make a page.

    Raises:
        ConfigurationError: It takes a package that is not installed.
    """

    def __init__(
        self, tracking_uri: str | None = None, registry_uri: str | None = None, page_size: int = 200
    ) -> None:
        self._source: MLflowSource
        if tracking_uri is not None and _takes_no_client(tracking_uri, registry_uri):
            self.uri = self.registry_uri = tracking_uri
            self._source = MLflowServerSource(tracking_uri)
        else:
            self.uri, registry = mlflow_uris(tracking_uri)
            self.registry_uri = registry_uri or registry
            self._source = MLflowClientSource(self.uri, self.registry_uri)
        self.shown_uri = without_credentials(self.uri)
        self._page_size = page_size

    @property
    def requests(self) -> int:
        """How many questions MLflow was asked."""
        return self._source.requests

    async def __aenter__(self) -> Self:
        try:
            await self._source.open()
        except BaseException:
            await self._source.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._source.close()

    async def experiments(self) -> tuple[list[ExperimentRecord], list[SyncIssue]]:
        """Return all experiments, those in MLflow's trash included."""
        records: list[ExperimentRecord] = []
        issues: list[SyncIssue] = []
        async for found, odd in _pages(self._source.experiments):
            records += found
            issues += odd
        return records, issues

    async def runs(
        self,
        experiment_ids: Sequence[str],
        *,
        filters: Sequence[str] = ("",),
        deleted_only: bool = False,
    ) -> _Pages[RunRecord]:
        """Yield the runs of experiments, page by page, the oldest first.

        An experiment whose runs cannot be read is an issue, and the others are read all the same.

        Args:
            experiment_ids: The experiments.
            filters: MLflow's search expressions, one after the other; no run may match two.
            deleted_only: Whether to read what is in MLflow's trash, instead of what is not.
        """
        view = RunView.DELETED if deleted_only else RunView.ACTIVE
        for start in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
            some = experiment_ids[start : start + _EXPERIMENTS_AT_ONCE]
            for expression in filters:
                async for page in self._runs_of(some, expression, view):
                    yield page

    async def runs_by_id(
        self, experiment_ids: Sequence[str], run_ids: Sequence[str]
    ) -> dict[str, RunRecord]:
        """Return those of these runs that MLflow has in these experiments, deleted or not."""
        found: dict[str, RunRecord] = {}
        for start in range(0, len(run_ids), _RUNS_ASKED_BY_ID):
            wanted = ",".join(f"'{_quoted(each)}'" for each in run_ids[start:][:_RUNS_ASKED_BY_ID])
            for first in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
                some = experiment_ids[first : first + _EXPERIMENTS_AT_ONCE]
                pages = self._searched(some, f"attributes.run_id IN ({wanted})", RunView.ALL)
                async for records, _ in pages:
                    found.update((record.id, record) for record in records)
        return found

    def registered_models(self) -> _Pages[RegisteredModelRecord]:
        """Return the registered models, page by page."""
        return _pages(self._source.registered_models)

    def versions(self) -> _Pages[VersionRecord]:
        """Return the versions of all registered models, page by page."""
        return _pages(self._source.versions)

    async def logged_models(self, experiment_ids: Sequence[str]) -> _Pages[LoggedModelRecord]:
        """Yield the models that runs logged, page by page; nothing before MLflow 3."""
        for start in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
            some = experiment_ids[start : start + _EXPERIMENTS_AT_ONCE]

            def ask(
                token: str | None, some: Sequence[str] = some
            ) -> Awaitable[Page[LoggedModelRecord]]:
                return self._source.logged_models(some, token)

            async for page in _pages(ask):
                yield page

    async def model_inputs(self, runs: Sequence[RunRecord]) -> dict[str, tuple[str, ...]]:
        """Return the logged models that runs read, which MLflow's search leaves out."""
        free = asyncio.Semaphore(_QUESTIONS_AT_ONCE)

        async def ask(run_id: str) -> tuple[str, ...]:
            async with free:
                return (await self._source.run(run_id)).model_inputs or ()

        answers = await asyncio.gather(*(ask(run.id) for run in runs))
        return {run.id: answer for run, answer in zip(runs, answers, strict=True) if answer}

    async def histories(
        self, runs: Sequence[RunRecord], *, every_metric: bool
    ) -> dict[str, dict[str, MetricSummary]]:
        """Return what the metrics of runs did over time, by run and metric.

        Args:
            runs: The runs.
            every_metric: Whether to ask about every metric, not only about those that have got
                beyond step 0.
        """
        return await HistoryReader(self._source).summaries(runs, every_metric=every_metric)

    async def _runs_of(
        self, experiment_ids: Sequence[str], expression: str, view: RunView
    ) -> _Pages[RunRecord]:
        yielded = False
        try:
            async for page in self._searched(experiment_ids, expression, view):
                yielded = True
                yield page
        except SourceError as error:
            if yielded or not _may_be_of_one(error.reason):
                raise
            if len(experiment_ids) == 1:
                reason = f"MLflow cannot list its runs: {error.reason}"
                done = "its runs were left out"
                issue = SyncIssue(SyncKind.EXPERIMENT, experiment_ids[0], reason, done, failed=True)
                yield [], [issue]
                return
            for each in experiment_ids:
                async for page in self._runs_of([each], expression, view):
                    yield page

    def _searched(
        self, experiment_ids: Sequence[str], expression: str, view: RunView
    ) -> _Pages[RunRecord]:
        search = RunSearch(tuple(experiment_ids), expression, view, self._page_size)
        return _pages(lambda token: self._source.runs(search, token))


async def _pages(ask: Callable[[str | None], Awaitable[Page[_T]]]) -> _Pages[_T]:
    """Yield pages, while the next one is being fetched."""
    next_page = asyncio.ensure_future(ask(None))
    try:
        while True:
            page = await next_page
            if page.token is not None:
                next_page = asyncio.ensure_future(ask(page.token))
            yield page.records, page.issues
            if page.token is None:
                return
    finally:
        next_page.cancel()


def is_server(uri: str) -> bool:
    """Return whether a store is a server."""
    return uri.startswith(("http://", "https://"))


def _takes_no_client(tracking_uri: str, registry_uri: str | None) -> bool:
    """Whether a store can be read without MLflow's own client."""
    if not is_server(tracking_uri) or registry_uri not in (None, tracking_uri):
        return False
    return not ServerLogin.needs_mlflow()


def _may_be_of_one(reason: str) -> bool:
    """Whether a refusal can be about a single experiment."""
    unreachable = ("Max retries exceeded", "Connection", "401", "403", "timed out")
    return not any(text in reason for text in unreachable)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
