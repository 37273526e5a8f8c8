"""`MLflowClientSource`: a store of any kind, read through MLflow's own client."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from mldh_graphql.errors import ConfigurationError, SourceError
from mldh_graphql.mlflow import client_records
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.source import (
    MOST_LOGGED_MODELS,
    MOST_MODELS,
    MOST_VERSIONS,
    EntitiesOf,
    Page,
    RunSearch,
    RunView,
    converted,
    without_credentials,
    without_passwords,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )
    from mldh_graphql.mlflow.source import MetricValue

__all__ = ["MLflowClientSource", "mlflow_uris"]

_T = TypeVar("_T")

_THREADS: Final = 4
_WHILE_OPENING: Final = {"MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1"}


class MLflowClientSource:
    """A tracking store and a model registry, read through MLflow's own client.

    That client knows every kind of store and every way to log in, but it waits. So it works in
    threads of its own.

    Args:
        tracking_uri: The store.
        registry_uri: The model registry.
    """

    def __init__(self, tracking_uri: str, registry_uri: str) -> None:
        self._uri = tracking_uri
        self._registry_uri = registry_uri
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="mldh-mlflow")
        self.requests = 0

    async def open(self) -> None:
        """Open the store and the registry, if they are there.

        Raises:
            ConfigurationError: MLflow is not installed.
            SourceError: They are not there.
        """
        await self._call(self._open, requests=0)

    async def close(self) -> None:
        """Ask nothing more; a request that is under way ends by itself."""
        # Waiting for it would block the loop.
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def experiments(self, token: str | None) -> Page[ExperimentRecord]:
        """Return experiments, those in the trash included."""

        def ask() -> Page[ExperimentRecord]:
            page = self._client.search_experiments(
                view_type=self._views[RunView.ALL], max_results=MOST_MODELS, page_token=token
            )
            return converted(page, _EXPERIMENTS, page.token)

        return await self._call(ask)

    async def runs(self, search: RunSearch, token: str | None) -> Page[RunRecord]:
        """Return runs, the oldest first."""

        def ask() -> Page[RunRecord]:
            page = self._client.search_runs(
                [*search.experiments],
                search.expression,
                self._views[search.view],
                search.size,
                ["attributes.start_time ASC"],
                token,
            )
            return converted(page, _RUNS, page.token)

        return await self._call(ask)

    async def run(self, run_id: str) -> RunRecord:
        """Return a run with the logged models that it read."""
        return await self._call(lambda: client_records.run_record(self._client.get_run(run_id)))

    async def registered_models(self, token: str | None) -> Page[RegisteredModelRecord]:
        """Return registered models."""

        def ask() -> Page[RegisteredModelRecord]:
            page = self._client.search_registered_models(max_results=MOST_MODELS, page_token=token)
            return converted(page, _REGISTERED_MODELS, page.token)

        return await self._call(ask)

    async def versions(self, token: str | None) -> Page[VersionRecord]:
        """Return versions of all registered models."""

        def ask() -> Page[VersionRecord]:
            page = self._client.search_model_versions(max_results=MOST_VERSIONS, page_token=token)
            return converted(page, _VERSIONS, page.token)

        return await self._call(ask)

    async def logged_models(
        self, experiments: Sequence[str], token: str | None
    ) -> Page[LoggedModelRecord]:
        """Return the models that runs logged; none before MLflow 3 and in stores of files."""
        if not hasattr(self._client, "search_logged_models"):
            return Page([], [], None)

        def ask() -> Page[LoggedModelRecord]:
            page = self._client.search_logged_models(
                [*experiments], max_results=MOST_LOGGED_MODELS, page_token=token
            )
            return converted(page, _LOGGED_MODELS, page.token)

        try:
            return await self._call(ask)
        except SourceError as error:
            if not _says_unknown(error.reason):
                raise
            return Page([], [], None)

    async def metric_values(self, run_id: str, name: str) -> list[MetricValue]:
        """Return all values of a metric of a run."""

        def ask() -> list[MetricValue]:
            history = self._client.get_metric_history(run_id, name)
            return [(int(each.step), int(each.timestamp), float(each.value)) for each in history]

        return await self._call(ask)

    async def metric_values_of(
        self,
        run_ids: Sequence[str],  # noqa: ARG002 - as the protocol has it
        name: str,  # noqa: ARG002 - as above
    ) -> dict[str, list[MetricValue]] | None:
        """Return ``None``: MLflow's client asks about one run at a time."""
        return None

    async def _call(self, function: Callable[[], _T], *, requests: int = 1) -> _T:
        """Let a thread do it; what MLflow raises becomes a `SourceError`."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, function)
        except (SourceError, ConfigurationError):
            raise
        except Exception as error:
            reason = without_passwords(str(error) or type(error).__name__, self._uri)
            raise SourceError(source=without_credentials(self._uri), reason=reason) from error
        finally:
            self.requests += requests

    def _open(self) -> None:
        from mlflow import MlflowClient  # noqa: PLC0415 - takes a second, and only a sync needs it
        from mlflow.entities import ViewType  # noqa: PLC0415 - as above

        for uri in dict.fromkeys((self._uri, self._registry_uri)):
            _check_present(uri)
        with _quick_and_tolerant():
            self._client = MlflowClient(self._uri, self._registry_uri)
            # The registry is opened when it is first asked.
            self._client.search_registered_models(max_results=1)
        self._views: dict[RunView, int] = {view: getattr(ViewType, view) for view in RunView}
        self.requests += 1


def mlflow_uris(tracking_uri: str | None) -> tuple[str, str]:
    """Return the store and the registry that MLflow would use.

    Args:
        tracking_uri: The store; without it MLflow's own settings count.

    Raises:
        ConfigurationError: MLflow is not installed.
    """
    try:
        import mlflow  # noqa: PLC0415 - takes a second, and only a sync needs it
    except ModuleNotFoundError as missing:
        raise ConfigurationError(
            f"Reading this MLflow store needs {missing.name}: pip install mldh-graphql[mlflow]"
        ) from missing
    if tracking_uri is not None:
        return tracking_uri, tracking_uri
    return mlflow.get_tracking_uri(), mlflow.get_registry_uri()


_EXPERIMENTS: Final = EntitiesOf(SyncKind.EXPERIMENT, client_records.experiment_record, "name")
_RUNS: Final = EntitiesOf(SyncKind.RUN, client_records.run_record, "info.run_id")
_REGISTERED_MODELS: Final = EntitiesOf(
    SyncKind.REGISTERED_MODEL, client_records.registered_model_record, "name"
)
_VERSIONS: Final = EntitiesOf(SyncKind.MODEL_VERSION, client_records.version_record, "name")
_LOGGED_MODELS: Final = EntitiesOf(
    SyncKind.LOGGED_MODEL, client_records.logged_model_record, "model_id"
)


def _check_present(uri: str) -> None:
    """Refuse a store that is not there: MLflow would make an empty one."""
    scheme = uri.partition(":")[0].lower()
    if scheme == "sqlite":
        path = uri.partition("///")[2].partition("?")[0]
    elif scheme in ("", "file") or "://" not in uri:
        path = urlsplit(uri).path if scheme == "file" else uri
    else:
        return
    if path and path != ":memory:" and not Path(path).exists():
        reason = f"there is no {path}; check the tracking URI"
        raise SourceError(source=without_credentials(uri), reason=reason)


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


def _says_unknown(reason: str) -> bool:
    """Whether MLflow says that it does not have a feature."""
    return any(
        text in reason for text in ("404", "NotImplemented", "not implemented", "does not support")
    ) or reason in ("NotImplementedError", "")
