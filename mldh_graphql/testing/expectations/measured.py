"""What can be expected of the values that models and runs have by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from mldh_graphql.testing.expectations.entity import EntityExpectation, UrnT, said
from mldh_graphql.testing.expectations.failure import Unmet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity, HyperParamsLike, Metric, MetricsLike, ValueLike

__all__ = ["MeasuredExpectation"]


class MeasuredDescribed(Protocol):
    """Makes the description of an entity that says its metrics or parameters."""

    def __call__(
        self,
        *,
        urn: str,
        training_metrics: MetricsLike | None = None,
        hyper_params: HyperParamsLike | None = None,
    ) -> AnyEntity:
        """Describe the entity."""
        ...


class MeasuredExpectation(EntityExpectation[UrnT]):
    """What is expected of a model or run: metrics and hyper-parameters, too."""

    _describe_values: ClassVar[MeasuredDescribed]

    def metrics(
        self, metrics: Mapping[str, ValueLike] | None = None, /, **named: ValueLike
    ) -> Self:
        """Expect training metrics to have exactly these values.

        Args:
            metrics: By name, for names that are no Python names.
            named: By name.
        """
        __tracebackhide__ = True
        (values,) = said("metrics", {**(metrics or {}), **named})
        return self._is(self._describe_values(urn=self.urn, training_metrics=values))

    def params(self, params: Mapping[str, ValueLike] | None = None, /, **named: ValueLike) -> Self:
        """Expect hyper-parameters to have exactly these values.

        Args:
            params: By name, for names that are no Python names.
            named: By name.
        """
        __tracebackhide__ = True
        (values,) = said("params", {**(params or {}), **named})
        return self._is(self._describe_values(urn=self.urn, hyper_params=values))

    def metric(
        self, name: str, *, at_least: float | None = None, at_most: float | None = None
    ) -> Self:
        """Expect a training metric to be a number within bounds, or just to be there.

        Args:
            name: The metric.
            at_least: The least that it may be.
            at_most: The most that it may be.
        """
        __tracebackhide__ = True
        place = f"training_metrics[{name!r}]"

        async def judge(_client: object, stored: Entity) -> list[Unmet]:
            metrics = getattr(stored, "training_metrics", None) or ()
            found: Metric | None = next((each for each in metrics if each.name == name), None)
            bounds = [f"at least {at_least:g}"] if at_least is not None else []
            bounds += [f"at most {at_most:g}"] if at_most is not None else []
            expected = " and ".join(bounds) or "any value"
            if found is None:
                return [Unmet(place, expected, "nothing")]
            number = found.number
            is_within = number is not None and (
                (at_least is None or number >= at_least) and (at_most is None or number <= at_most)
            )
            return [] if is_within or not bounds else [Unmet(place, expected, repr(found.value))]

        return self._judged(judge)
