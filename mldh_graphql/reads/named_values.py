"""Metrics and hyper-parameters of generated results."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mldh_graphql.entities import HyperParam, Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql_api.fragments import MLHyperParamFields, MLMetricFields

    _Result = MLHyperParamFields | MLMetricFields

__all__ = ["hyper_params_of", "metrics_of"]

_Value = TypeVar("_Value", Metric, HyperParam)


def metrics_of(results: Sequence[MLMetricFields | None] | None) -> tuple[Metric, ...] | None:
    """Return the metrics; ``None`` if DataHub has no list of them."""
    return None if results is None else tuple(_values(Metric, results))


def hyper_params_of(
    results: Sequence[MLHyperParamFields | None] | None,
) -> tuple[HyperParam, ...] | None:
    """Return the hyper-parameters; ``None`` if DataHub has no list of them."""
    return None if results is None else tuple(_values(HyperParam, results))


def _values(kind: type[_Value], results: Sequence[_Result | None]) -> list[_Value]:
    return [
        kind(each.name or "", each.value, each.description, each.created_at)
        for each in results
        if each is not None
    ]
