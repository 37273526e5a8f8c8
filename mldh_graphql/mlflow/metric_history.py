"""What a metric did over all its steps, in as few questions to MLflow as possible."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from mldh_graphql.mlflow.records import MetricSummary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlflow import MlflowClient

    from mldh_graphql.mlflow.records import RunRecord

__all__ = ["HistoryReader", "summary"]

_RUNS_AT_ONCE: Final = 100
_VALUES_AT_ONCE: Final = 25_000
"""What MLflow's server answers at most when it is asked about many runs."""
_BULK_ROUTE: Final = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"

# Step, time, value: as MLflow puts the values of a metric in order.
_Value = tuple[int, int, float]


class HistoryReader:
    """Asks for the values of a metric in many runs together, where the store can do that.

    Args:
        client: MLflow's client.
        uri: The store that it reads.

    Attributes:
        requests: How many questions were asked.
    """

    def __init__(self, client: MlflowClient, uri: str) -> None:
        self._client = client
        self._uri = uri
        self._bulk = uri.startswith(("http://", "https://"))
        self.requests = 0

    def summaries(
        self,
        runs: Sequence[RunRecord],
        every_metric: bool,  # noqa: FBT001 - called in a thread
    ) -> dict[str, dict[str, MetricSummary]]:
        """Return what metrics did, by run and metric; those with one value are left out.

        Args:
            runs: The runs.
            every_metric: Whether to ask even if the last step is 0: there is mostly one value.
        """
        wanted: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for run in runs:
            for point in run.metrics:
                if point.step != 0 or every_metric:
                    wanted[point.name].append((run.id, abs(point.step) + 1))
        found: dict[str, dict[str, MetricSummary]] = defaultdict(dict)
        for name, steps_of in wanted.items():
            for run_id, values in self._histories(name, steps_of):
                if len(values) > 1:
                    found[run_id][name] = summary(values)
        return dict(found)

    def _histories(
        self, name: str, steps_of: list[tuple[str, int]]
    ) -> Iterable[tuple[str, list[_Value]]]:
        for some in _together(steps_of):
            if len(some) > 1 and self._bulk:
                answer = self._ask_together(name, some)
                if answer is not None:
                    yield from answer.items()
                    continue
            for run_id in some:
                yield run_id, self._ask(name, run_id)

    def _ask(self, name: str, run_id: str) -> list[_Value]:
        self.requests += 1
        history = self._client.get_metric_history(run_id, name)
        return [(int(each.step), int(each.timestamp), float(each.value)) for each in history]

    def _ask_together(self, name: str, run_ids: list[str]) -> dict[str, list[_Value]] | None:
        """Ask the route that MLflow's own pages use; ``None`` if that did not tell everything."""
        from mlflow.utils.credentials import get_default_host_creds  # noqa: PLC0415 - only a sync
        from mlflow.utils.rest_utils import http_request  # noqa: PLC0415 - needs it

        self.requests += 1
        response = http_request(
            get_default_host_creds(self._uri),
            _BULK_ROUTE,
            "GET",
            params={"run_id": run_ids, "metric_key": name, "max_results": _VALUES_AT_ONCE},
        )
        if response is None or response.status_code != 200:
            self._bulk = False
            return None
        values = response.json().get("metrics", [])
        if len(values) >= _VALUES_AT_ONCE:
            return None
        found: dict[str, list[_Value]] = defaultdict(list)
        for each in values:
            # Numbers that JSON has no word for arrive as text or null.
            value = each["value"]
            number = math.nan if value is None else float(value)
            found[each["run_id"]].append((int(each["step"]), int(each["timestamp"]), number))
        return found


def summary(values: Iterable[_Value]) -> MetricSummary:
    """Return what a metric did; ``nan`` is neither the least nor the greatest value.

    Args:
        values: Its values with their steps and times, in any order; at least one.

    Example:
        >>> summary([(1, 20, 0.5), (0, 10, 0.75)])
        MetricSummary(count=2, first=0.75, last=0.5, least=0.5, greatest=0.75, first_step=0, last_step=1)
    """  # noqa: E501 - as Python prints it
    ordered = sorted(values, key=lambda each: each[:2])
    numbers = [value for _, _, value in ordered if not math.isnan(value)]
    return MetricSummary(
        count=len(ordered),
        first=ordered[0][2],
        last=ordered[-1][2],
        least=min(numbers, default=math.nan),
        greatest=max(numbers, default=math.nan),
        first_step=ordered[0][0],
        last_step=ordered[-1][0],
    )


def _together(steps_of: Iterable[tuple[str, int]]) -> Iterable[list[str]]:
    """Put runs together that probably fit into one answer."""
    some: list[str] = []
    size = 0
    for run_id, steps in steps_of:
        if some and (len(some) == _RUNS_AT_ONCE or size + steps > _VALUES_AT_ONCE - 1_000):
            yield some
            some, size = [], 0
        some.append(run_id)
        size += steps
    if some:
        yield some
