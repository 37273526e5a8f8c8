"""`MLflowServerSource`: an MLflow server, asked by its REST API."""

from __future__ import annotations

import asyncio
import json
import math
import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import httpx

from mldh_graphql.config import Retries
from mldh_graphql.connections import SOCKS_ADVICE
from mldh_graphql.credentials import Redactor
from mldh_graphql.errors import ConfigurationError, SourceError
from mldh_graphql.mlflow import server_records
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.server_login import ServerLogin
from mldh_graphql.mlflow.server_records import members, text
from mldh_graphql.mlflow.source import (
    HISTORY_LIMIT,
    MOST_LOGGED_MODELS,
    MOST_MODELS,
    MOST_VERSIONS,
    EntitiesOf,
    Page,
    RunSearch,
    converted,
    without_credentials,
    without_passwords,
)
from mldh_graphql.retries import Again, Clock, Failure, retry_after, with_retries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.mlflow.records import (
        ExperimentRecord,
        LoggedModelRecord,
        RegisteredModelRecord,
        RunRecord,
        VersionRecord,
    )
    from mldh_graphql.mlflow.server_records import Json
    from mldh_graphql.mlflow.source import MetricValue

__all__ = ["MLflowServerSource"]

_T = TypeVar("_T")

_API: Final = "/api/2.0/mlflow/"
_BULK_HISTORY: Final = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
_AGAIN: Final = frozenset({408, 429, 500, 502, 503, 504})
"""What MLflow's own client asks again after."""
_UNKNOWN: Final = frozenset({404, 405, 501})
"""What a server answers that does not have a route."""
_ADVICE: Final = {
    401: "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    403: "the user may not read this",
}


class MLflowServerSource:
    """A tracking server with its model registry, asked by its REST API without MLflow's packages.

    Questions only read, so they are asked again when an answer is lost. Logs in as MLflow's
    variables say (see `ServerLogin`).

    Args:
        uri: The server.
        clock: Tells the time, and waits before something is asked again.

    Raises:
        ConfigurationError: A certificate or a proxy cannot be used.
        SourceError: The address is none.
    """

    def __init__(self, uri: str, clock: Clock | None = None) -> None:
        self._uri = uri
        self._clock = clock or Clock()
        self._root = _root(uri)
        self._login = ServerLogin.of(uri)
        self._redactor = Redactor(self._login.secrets)
        self._retries = Retries(attempts=_setting("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 5) + 1)
        self._opened_with: Json | None = None
        self._has_bulk_history = True
        self._http = _http_client(self._login)
        self.requests = 0

    async def open(self) -> None:
        """Find out, soon, whether it is there.

        Raises:
            SourceError: It is not.
        """
        # This is what comes first anyway.
        self._opened_with = await self._post(
            "experiments/search", _experiments(None), retries=Retries(attempts=2)
        )

    async def close(self) -> None:
        """Ask nothing more."""
        await self._http.aclose()

    async def experiments(self, token: str | None) -> Page[ExperimentRecord]:
        """Return experiments, those in the trash included."""
        answer, self._opened_with = self._opened_with, None
        if answer is None or token is not None:
            answer = await self._post("experiments/search", _experiments(token))
        return _page(answer, "experiments", _EXPERIMENTS)

    async def runs(self, search: RunSearch, token: str | None) -> Page[RunRecord]:
        """Return runs, the oldest first."""
        body: dict[str, JsonValue] = {
            "experiment_ids": [*search.experiments],
            "filter": search.expression,
            "run_view_type": str(search.view),
            "max_results": search.size,
            "order_by": ["attributes.start_time ASC"],
        }
        content = await self._content("POST", f"{_API}runs/search", body=_turned(body, token))
        # A page has thousands of members; others may use the loop meanwhile.
        return await asyncio.to_thread(lambda: _page(self._object(content), "runs", _RUNS))

    async def run(self, run_id: str) -> RunRecord:
        """Return a run with the logged models that it read."""
        answer = await self._get("runs/get", {"run_id": run_id})
        run = answer.get("run")
        return server_records.run_record(run if isinstance(run, dict) else {})

    async def registered_models(self, token: str | None) -> Page[RegisteredModelRecord]:
        """Return registered models."""
        asked = _turned({"max_results": str(MOST_MODELS)}, token)
        answer = await self._get("registered-models/search", asked)
        return _page(answer, "registered_models", _REGISTERED_MODELS)

    async def versions(self, token: str | None) -> Page[VersionRecord]:
        """Return versions of all registered models."""
        asked = _turned({"max_results": str(MOST_VERSIONS)}, token)
        answer = await self._get("model-versions/search", asked)
        return _page(answer, "model_versions", _VERSIONS)

    async def logged_models(
        self, experiments: Sequence[str], token: str | None
    ) -> Page[LoggedModelRecord]:
        """Return the models that runs logged; none before MLflow 3 and in stores of files."""
        body: dict[str, JsonValue] = {
            "experiment_ids": [*experiments],
            "max_results": MOST_LOGGED_MODELS,
        }
        path = f"{_API}logged-models/search"
        answer = await self._ask("POST", path, body=_turned(body, token))
        if isinstance(answer, bytes):
            return _page(self._object(answer), "models", _LOGGED_MODELS)
        if answer.status in _UNKNOWN or "does not support" in answer.error.reason:
            return Page([], [], None)
        raise answer.error

    async def metric_values(self, run_id: str, name: str) -> list[MetricValue]:
        """Return all values of a metric of a run."""
        found: list[MetricValue] = []
        token: str | None = None
        while True:
            asked = {"run_id": run_id, "metric_key": name, "max_results": str(HISTORY_LIMIT)}
            answer = await self._get("metrics/get-history", _turned(asked, token))
            found += map(_metric_value, members(answer, "metrics"))
            token = text(answer, "next_page_token") or None
            if token is None:
                return found

    async def metric_values_of(
        self, run_ids: Sequence[str], name: str
    ) -> dict[str, list[MetricValue]] | None:
        """Return all values of a metric of some runs; ``None`` if that cannot be asked at once."""
        if not self._has_bulk_history:
            return None
        asked: dict[str, str | list[str]] = {
            "run_id": [*run_ids],
            "metric_key": name,
            "max_results": str(HISTORY_LIMIT),
        }
        # The route that MLflow's own pages use.
        answer = await self._ask("GET", _BULK_HISTORY, params=asked)
        if isinstance(answer, _Refusal):
            self._has_bulk_history = False
            return None
        found: dict[str, list[MetricValue]] = defaultdict(list)
        for each in members(self._object(answer), "metrics"):
            found[text(each, "run_id")].append(_metric_value(each))
        return dict(found)

    async def _get(self, route: str, params: Mapping[str, str]) -> Json:
        return self._object(await self._content("GET", f"{_API}{route}", params=params))

    async def _post(
        self, route: str, body: Mapping[str, JsonValue], *, retries: Retries | None = None
    ) -> Json:
        content = await self._content("POST", f"{_API}{route}", body=body, retries=retries)
        return self._object(content)

    async def _content(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        body: Mapping[str, JsonValue] | None = None,
        retries: Retries | None = None,
    ) -> bytes:
        """Ask; what was lost on the way is asked again.

        Raises:
            SourceError: There is no answer, or a refusal.
        """
        answer = await self._ask(method, path, params=params, body=body, retries=retries)
        if isinstance(answer, _Refusal):
            raise answer.error
        return answer

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        body: Mapping[str, JsonValue] | None = None,
        retries: Retries | None = None,
    ) -> bytes | _Refusal:
        """Ask as `_content` does, but return a refusal.

        Raises:
            SourceError: There is no answer.
        """
        status: int | None = None

        async def attempt() -> bytes | Failure:
            nonlocal status
            self.requests += 1
            status = None
            try:
                response = await self._http.request(
                    method, f"{self._root}{path}", params=params, json=body
                )
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                reason = f"Connection failed: {error or type(error).__name__}"
                return Failure(self._failed(reason), again=Again.ALWAYS, cause=error)
            if response.status_code == 200:
                return response.content
            status = response.status_code
            again = Again.ALWAYS if status in _AGAIN else Again.NEVER
            refused = self._failed(_reason(response, path))
            return Failure(refused, again, retry_after(response.headers, self._clock))

        outcome = await with_retries(
            attempt,
            what=f"MLflow {path}",
            idempotent=True,
            retries=retries or self._retries,
            clock=self._clock,
        )
        if not isinstance(outcome, Failure):
            return outcome
        if status is None or not isinstance(outcome.error, SourceError):
            raise outcome.error from outcome.cause
        return _Refusal(status, outcome.error)

    def _object(self, content: bytes) -> Json:
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            shown = content[:100].decode(errors="replace")
            raise self._failed(f"it did not answer as MLflow does; check the tracking URI: {shown}")
        return found

    def _failed(self, reason: str) -> SourceError:
        return SourceError(source=without_credentials(self._uri), reason=self._said(reason))

    def _said(self, reason: str) -> str:
        return self._redactor.text(without_passwords(reason, self._uri))


@dataclass(frozen=True, slots=True)
class _Refusal:
    """The server answered that it will not."""

    status: int
    error: SourceError


def _page(answer: Json, field: str, how: EntitiesOf[Json, _T]) -> Page[_T]:
    return converted(members(answer, field), how, text(answer, "next_page_token"))


def _turned(asked: Mapping[str, _T], token: str | None) -> dict[str, _T | str]:
    """Return a question about the page that a token leads to."""
    return {**asked} if token is None else {**asked, "page_token": token}


def _experiments(token: str | None) -> dict[str, JsonValue]:
    body: dict[str, JsonValue] = {"view_type": "ALL", "max_results": MOST_MODELS}
    return _turned(body, token)


def _metric_value(metric: Json) -> MetricValue:
    # The route for many runs has no word for numbers that JSON has none for.
    if metric.get("value", 0.0) is None:
        metric = {**metric, "value": math.nan}
    point = server_records.metric_point(metric)
    return point.step, point.timestamp, point.value


def _reason(response: httpx.Response, path: str) -> str:
    """Return what the server said, in the words of MLflow's client, and what to do."""
    try:
        said = response.json()
    except ValueError:
        said = None
    if isinstance(said, dict) and "error_code" in said:
        reason = f"{said['error_code']}: {said.get('message', '')}"
    else:
        reason = f"{path} was answered with HTTP {response.status_code}"
    advice = _ADVICE.get(response.status_code)
    return f"{reason}; {advice}" if advice else reason


def _root(uri: str) -> str:
    """Return the address before the paths of the API, without user and password."""
    try:
        url = httpx.URL(uri)
    except httpx.InvalidURL as error:
        raise SourceError(
            source=without_credentials(uri), reason=f"it is no address of a server: {error}"
        ) from error
    return str(url.copy_with(username=None, password=None, query=None, fragment=None)).rstrip("/")


def _http_client(login: ServerLogin) -> httpx.AsyncClient:
    try:
        return httpx.AsyncClient(
            auth=login.auth,
            verify=login.verify,
            timeout=_setting("MLFLOW_HTTP_REQUEST_TIMEOUT", 120),
            follow_redirects=True,
        )
    except ImportError as error:
        raise ConfigurationError(SOCKS_ADVICE) from error


def _setting(name: str, default: int) -> int:
    value = os.environ.get(name, "")
    return int(value) if value.isdecimal() else default


_EXPERIMENTS: Final = EntitiesOf(SyncKind.EXPERIMENT, server_records.experiment_record, "name")
_RUNS: Final = EntitiesOf(SyncKind.RUN, server_records.run_record, "info.run_id")
_REGISTERED_MODELS: Final = EntitiesOf(
    SyncKind.REGISTERED_MODEL, server_records.registered_model_record, "name"
)
_VERSIONS: Final = EntitiesOf(SyncKind.MODEL_VERSION, server_records.version_record, "name")
_LOGGED_MODELS: Final = EntitiesOf(
    SyncKind.LOGGED_MODEL, server_records.logged_model_record, "info.model_id"
)
