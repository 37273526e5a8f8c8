"""`MLflowStore`: an MLflow store, read in bulk and without blocking the event loop."""

from __future__ import annotations

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar
from urllib.parse import urlsplit, urlunsplit

from mldh_graphql.errors import ConfigurationError, SourceError
from mldh_graphql.mlflow import conversion
from mldh_graphql.mlflow.metric_history import HistoryReader
from mldh_graphql.mlflow.report import SyncIssue, SyncKind
from mldh_graphql.mlflow.rest import JsonPage, rest_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from mlflow.entities import Experiment, LoggedModel, Run
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        MetricSummary,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )

__all__ = ["MLflowStore", "without_credentials"]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)
_EntityT = TypeVar("_EntityT")
_RecordT = TypeVar("_RecordT")

_EXPERIMENTS_AT_ONCE: Final = 200
_RUNS_ASKED_BY_ID: Final = 200
_THREADS: Final = 4
_MOST_MODELS: Final = 1_000
_MOST_VERSIONS: Final = 10_000
_MOST_LOGGED_MODELS: Final = 500
_WHILE_OPENING: Final = {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}


class _Page(Protocol[_T_co]):
    """A page of MLflow's answers."""

    token: str | None

    def __iter__(self) -> Iterator[_T_co]: ...


class MLflowStore:
    """A tracking store and a model registry, read through MLflow's own client.

    That client knows every kind of store and every way to log in, but it waits. So it works in
    threads of its own, and the next page is fetched while the last one is being used.

    Args:
        tracking_uri: Where the store is; without it MLflow's own setting counts
            (``MLFLOW_TRACKING_URI``).
        registry_uri: Where the model registry is, if that is elsewhere.
        page_size: How many runs make a page.
    """

    def __init__(
        self, tracking_uri: str | None = None, registry_uri: str | None = None, page_size: int = 200
    ) -> None:
        try:
            import mlflow  # noqa: PLC0415 - takes a second, and only a sync needs it
        except ModuleNotFoundError as missing:
            raise ConfigurationError(
                f"Reading MLflow needs {missing.name}: pip install mldh-graphql[mlflow]"
            ) from missing
        self.uri: str = tracking_uri or mlflow.get_tracking_uri()
        self.registry_uri: str = registry_uri or (
            self.uri if tracking_uri else mlflow.get_registry_uri()
        )
        self.shown_uri = without_credentials(self.uri)
        self._page_size = page_size
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mldh-mlflow")
        self._opened_with: _Page[Experiment] | None = None
        self.requests = 0

    async def __aenter__(self) -> Self:
        try:
            await self._call(self._open, requests=0)
        except BaseException:
            self._threads.shutdown(wait=False, cancel_futures=True)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # A request that is under way ends by itself; waiting for it would block the loop.
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def experiments(self, *, deleted: bool) -> tuple[list[ExperimentRecord], list[SyncIssue]]:
        """Return all experiments.

        Args:
            deleted: Whether also those in MLflow's trash.
        """
        view = self._view(deleted=deleted)
        records: list[ExperimentRecord] = []
        issues: list[SyncIssue] = []

        def ask(token: str | None) -> _Page[Experiment]:
            page, self._opened_with = self._opened_with, None
            if page is None or token is not None or not deleted:
                page = self._client.search_experiments(
                    view_type=view, max_results=_MOST_MODELS, page_token=token
                )
            return page

        async for found, odd in self._pages(
            ask, conversion.experiment_record, SyncKind.EXPERIMENT, "name"
        ):
            records += found
            issues += odd
        return records, issues

    async def runs(
        self,
        experiment_ids: Sequence[str],
        *,
        filters: Sequence[str] = ("",),
        deleted_only: bool = False,
    ) -> AsyncIterator[tuple[list[RunRecord], list[SyncIssue]]]:
        """Yield the runs of experiments, page by page, the oldest first.

        An experiment whose runs cannot be read is an issue, and the others are read all the same.

        Args:
            experiment_ids: The experiments.
            filters: MLflow's search expressions, one after the other; no run may match two.
            deleted_only: Whether to read what is in MLflow's trash, instead of what is not.
        """
        for start in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
            some = experiment_ids[start : start + _EXPERIMENTS_AT_ONCE]
            for expression in filters:
                async for page in self._runs_of(some, expression, deleted_only=deleted_only):
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
                async for records, _ in self._searched(
                    some, f"attributes.run_id IN ({wanted})", self._view(deleted=True)
                ):
                    found.update((record.id, record) for record in records)
        return found

    async def registered_models(
        self,
    ) -> AsyncIterator[tuple[list[RegisteredModelRecord], list[SyncIssue]]]:
        """Yield the registered models, page by page."""

        def ask(token: str | None) -> _Page[RegisteredModel]:
            page: _Page[RegisteredModel] = self._client.search_registered_models(
                max_results=_MOST_MODELS, page_token=token
            )
            return page

        async for page in self._pages(
            ask, conversion.registered_model_record, SyncKind.REGISTERED_MODEL, "name"
        ):
            yield page

    async def versions(self) -> AsyncIterator[tuple[list[VersionRecord], list[SyncIssue]]]:
        """Yield the versions of all registered models, page by page."""

        def ask(token: str | None) -> _Page[ModelVersion]:
            page: _Page[ModelVersion] = self._client.search_model_versions(
                max_results=_MOST_VERSIONS, page_token=token
            )
            return page

        async for page in self._pages(
            ask, conversion.version_record, SyncKind.MODEL_VERSION, "name"
        ):
            yield page

    async def logged_models(
        self, experiment_ids: Sequence[str]
    ) -> AsyncIterator[tuple[list[LoggedModelRecord], list[SyncIssue]]]:
        """Yield the models that runs logged, page by page; nothing before MLflow 3."""
        if not hasattr(self._client, "search_logged_models"):
            return
        for start in range(0, len(experiment_ids), _EXPERIMENTS_AT_ONCE):
            some = list(experiment_ids[start : start + _EXPERIMENTS_AT_ONCE])

            def ask(token: str | None, some: list[str] = some) -> _Page[LoggedModel]:
                page: _Page[LoggedModel] = self._client.search_logged_models(
                    some, max_results=_MOST_LOGGED_MODELS, page_token=token
                )
                return page

            try:
                async for page in self._pages(
                    ask, conversion.logged_model_record, SyncKind.LOGGED_MODEL, "model_id"
                ):
                    yield page
            except SourceError as error:
                # A file store, or a server of MLflow 2, has none.
                if not _says_unknown(error.reason):
                    raise
                return

    async def model_inputs(self, runs: Sequence[RunRecord]) -> dict[str, tuple[str, ...]]:
        """Return the logged models that runs read, which MLflow's search leaves out."""

        def ask(run_id: str) -> tuple[str, ...]:
            return conversion.run_record(self._client.get_run(run_id)).model_inputs or ()

        answers = await asyncio.gather(*(self._call(ask, run.id) for run in runs))
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
        reader = HistoryReader(self._client, self.uri)
        return await self._call(reader.summaries, runs, every_metric, requests=reader)

    async def _runs_of(
        self, experiment_ids: Sequence[str], expression: str, *, deleted_only: bool
    ) -> AsyncIterator[tuple[list[RunRecord], list[SyncIssue]]]:
        view = self._view(deleted=False) if not deleted_only else self._deleted_only
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
                async for page in self._runs_of([each], expression, deleted_only=deleted_only):
                    yield page

    def _searched(
        self, experiment_ids: Sequence[str], expression: str, view: int
    ) -> AsyncIterator[tuple[list[RunRecord], list[SyncIssue]]]:
        # New runs come last, so none is passed over while pages are turned.
        order = ["attributes.start_time ASC"]
        experiments, size = list(experiment_ids), self._page_size

        def ask(token: str | None) -> _Page[Run]:
            page: _Page[Run] = self._client.search_runs(
                experiments, expression, view, size, order, token
            )
            return page

        def ask_server(token: str | None) -> JsonPage:
            body: dict[str, JsonValue] = {
                "experiment_ids": [*experiments],
                "filter": expression,
                "run_view_type": self._view_names[view],
                "max_results": size,
                "order_by": [*order],
            }
            return rest_page(self.uri, "runs/search", "runs", body, token)

        if _is_server(self.uri):
            return self._pages(
                ask_server, conversion.run_record_of_json, SyncKind.RUN, "info.run_id"
            )
        return self._pages(ask, conversion.run_record, SyncKind.RUN, "info.run_id")

    async def _pages(
        self,
        ask: Callable[[str | None], _Page[_EntityT]],
        convert: Callable[[_EntityT], _RecordT],
        kind: SyncKind,
        id_field: str,
    ) -> AsyncIterator[tuple[list[_RecordT], list[SyncIssue]]]:
        """Yield pages, while the next one is being fetched."""

        def fetch(token: str | None) -> tuple[list[_RecordT], list[SyncIssue], str | None]:
            page = ask(token)
            records, issues = _converted(page, convert, kind, id_field)
            return records, issues, page.token or None

        next_page = asyncio.ensure_future(self._call(fetch, None))
        try:
            while True:
                records, issues, token = await next_page
                if token is not None:
                    next_page = asyncio.ensure_future(self._call(fetch, token))
                yield records, issues
                if token is None:
                    return
        finally:
            next_page.cancel()

    async def _call(
        self,
        function: Callable[..., _T],
        *arguments: object,
        requests: int | HistoryReader = 1,
    ) -> _T:
        """Let a thread do it; what MLflow raises becomes a `SourceError`."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, lambda: function(*arguments))
        except (SourceError, ConfigurationError):
            raise
        except Exception as error:
            raise SourceError(source=self.shown_uri, reason=self._said(error)) from error
        finally:
            self.requests += requests if isinstance(requests, int) else requests.requests

    def _said(self, error: Exception) -> str:
        text = str(error).replace(self.uri, self.shown_uri) or type(error).__name__
        return re.sub(r"//[^/@\s]+@", "//", text)

    def _open(self) -> None:
        from mlflow import MlflowClient  # noqa: PLC0415 - as above
        from mlflow.entities import ViewType  # noqa: PLC0415 - as above

        for uri in dict.fromkeys((self.uri, self.registry_uri)):
            _check_present(uri, self.shown_uri)
        with _quick_and_tolerant():
            self._client = MlflowClient(self.uri, self.registry_uri)
            # Stores are opened when they are first asked; this is what comes first anyway.
            self._opened_with = self._client.search_experiments(
                view_type=ViewType.ALL, max_results=_MOST_MODELS
            )
            if self.registry_uri != self.uri or not _is_server(self.uri):
                self._client.search_registered_models(max_results=1)
                self.requests += 1
        self._active: int = ViewType.ACTIVE_ONLY
        self._all: int = ViewType.ALL
        self._deleted_only: int = ViewType.DELETED_ONLY
        self._view_names = {
            self._active: "ACTIVE_ONLY",
            self._all: "ALL",
            self._deleted_only: "DELETED_ONLY",
        }

    def _view(self, *, deleted: bool) -> int:
        return self._all if deleted else self._active


def _is_server(uri: str) -> bool:
    return uri.startswith(("http://", "https://"))


def without_credentials(uri: str) -> str:
    """Return an address without the user and password in it."""
    try:
        parts = urlsplit(uri)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "the MLflow store"
    return urlunsplit(parts._replace(netloc=host, query="")) if parts.netloc != host else uri


def _converted(
    entities: Iterable[_EntityT],
    convert: Callable[[_EntityT], _RecordT],
    kind: SyncKind,
    id_field: str,
) -> tuple[list[_RecordT], list[SyncIssue]]:
    records, issues = [], []
    for entity in entities:
        try:
            records.append(convert(entity))
        except Exception as error:  # noqa: BLE001 - one odd object must not keep the others away
            value: object = entity
            for part in id_field.split("."):
                value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
            reason = f"MLflow returned it in a form that cannot be read ({error!r})"
            issues.append(SyncIssue(kind, str(value), reason, "it was left out", failed=True))
    return records, issues


def _check_present(uri: str, shown: str) -> None:
    """Refuse a store that is not there: MLflow would make an empty one."""
    scheme = uri.partition(":")[0].lower()
    if scheme == "sqlite":
        path = uri.partition("///")[2].partition("?")[0]
    elif scheme in ("", "file") or "://" not in uri:
        path = urlsplit(uri).path if scheme == "file" else uri
    else:
        return
    if path and path != ":memory:" and not Path(path).exists():
        raise SourceError(source=shown, reason=f"there is no {path}; check the tracking URI")


@contextmanager
def _quick_and_tolerant() -> Iterator[None]:
    """Make MLflow say soon that a server is not there, and open stores of files.

    It would try again for minutes, and MLflow 3 opens a store of files only on request, since new
    features are missing there; for reading that is no reason. What the user has set stays.
    """
    added = [name for name in _WHILE_OPENING if name not in os.environ]
    os.environ.update((name, _WHILE_OPENING[name]) for name in added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _may_be_of_one(reason: str) -> bool:
    """Whether a refusal can be about a single experiment."""
    unreachable = ("Max retries exceeded", "Connection", "401", "403", "timed out")
    return not any(text in reason for text in unreachable)


def _says_unknown(reason: str) -> bool:
    """Whether MLflow says that it does not have a feature."""
    return any(
        text in reason for text in ("404", "NotImplemented", "not implemented", "does not support")
    ) or reason in ("NotImplementedError", "")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
