"""MLflow's parameters and metrics as DataHub's."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from mldh_graphql.entities import HyperParam, Metric

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.mlflow.described import Doubts
    from mldh_graphql.mlflow.records import MetricPoint, MetricSummary

__all__ = ["history_properties", "hyper_params", "training_metrics"]


def hyper_params(params: Mapping[str, str], doubts: Doubts) -> tuple[HyperParam, ...]:
    """Return parameters."""
    kept = doubts.kept("parameter", params)
    return tuple(HyperParam(name, value) for name, value in kept.items())


def training_metrics(points: Iterable[MetricPoint], doubts: Doubts) -> tuple[Metric, ...]:
    """Return the last value of each metric, and when it was measured."""
    by_name = {point.name: point for point in points}
    kept = doubts.kept("metric", dict.fromkeys(by_name, ""))
    return tuple(_metric(by_name[name]) for name in kept)


def history_properties(histories: Mapping[str, MetricSummary]) -> dict[str, str]:
    """Return what metrics did over all their steps, as custom properties.

    ``mlflow.metric.<name>`` holds JSON: ``count``, ``first``, ``last``, ``min``, ``max`` and
    ``steps``, the first and the last one. Numbers that JSON has no word for are texts.

    Example:
        >>> from mldh_graphql.mlflow.records import MetricSummary
        >>> loss = MetricSummary(20, 1.0, 0.05, 0.05, 1.0, 0, 19)
        >>> history_properties({"loss": loss})["mlflow.metric.loss"]
        '{"count": 20, "first": 1.0, "last": 0.05, "min": 0.05, "max": 1.0, "steps": [0, 19]}'
    """
    return {
        f"mlflow.metric.{name}": json.dumps(
            {
                "count": each.count,
                "first": _number(each.first),
                "last": _number(each.last),
                "min": _number(each.least),
                "max": _number(each.greatest),
                "steps": [each.first_step, each.last_step],
            }
        )
        for name, each in histories.items()
    }


def _metric(point: MetricPoint) -> Metric:
    # MLflow takes any number as a time; DataHub's pages show those that are dates.
    known = 0 < point.timestamp < 2**53
    try:
        return Metric(point.name, point.value, created_at=point.timestamp if known else None)
    except ValueError:
        return Metric(point.name, point.value)


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else repr(value)
