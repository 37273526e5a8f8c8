"""What a metric did over all its steps, in as few questions to MLflow as possible."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from mldh_graphql.mlflow.records import MetricSummary
from mldh_graphql.mlflow.source import HISTORY_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mldh_graphql.mlflow.records import RunRecord
    from mldh_graphql.mlflow.source import MetricValue, MLflowSource

__all__ = ["HistoryReader", "summary"]

_RUNS_AT_ONCE: Final = 100


class HistoryReader:
    """Asks for the values of a metric in many runs together, where the source can do that.

    Args:
        source: What is asked.
    """

    def __init__(self, source: MLflowSource) -> None:
        self._source = source

    async def summaries(
        self, runs: Sequence[RunRecord], *, every_metric: bool
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
            for some in _together(steps_of):
                for run_id, values in (await self._values(name, some)).items():
                    if len(values) > 1:
                        found[run_id][name] = summary(values)
        return dict(found)

    async def _values(self, name: str, run_ids: list[str]) -> dict[str, list[MetricValue]]:
        if len(run_ids) > 1:
            found = await self._source.metric_values_of(run_ids, name)
            if found is not None and sum(map(len, found.values())) < HISTORY_LIMIT:
                return found
        return {each: await self._source.metric_values(each, name) for each in run_ids}


def summary(values: Iterable[MetricValue]) -> MetricSummary:
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
        if some and (len(some) == _RUNS_AT_ONCE or size + steps > HISTORY_LIMIT - 1_000):
            yield some
            some, size = [], 0
        some.append(run_id)
        size += steps
    if some:
        yield some
