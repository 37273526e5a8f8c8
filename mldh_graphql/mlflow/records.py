"""What MLflow knows, as plain records: the same for every version and every kind of store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DatasetInput",
    "ExperimentRecord",
    "LoggedModelRecord",
    "MetricPoint",
    "MetricSummary",
    "RegisteredModelRecord",
    "RunRecord",
    "VersionRecord",
    "last_points",
]


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """An experiment.

    Attributes:
        id: MLflow's id.
        name: Its name.
        artifact_location: Where its runs put their files.
        deleted: Whether MLflow has it in its trash.
        created: Milliseconds since 1970; ``None`` if MLflow does not know.
        updated: Milliseconds since 1970; ``None`` if MLflow does not know.
        tags: Its tags.
    """

    id: str
    name: str
    artifact_location: str
    deleted: bool
    created: int | None
    updated: int | None
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """The last value of a metric."""

    name: str
    value: float
    timestamp: int
    step: int


@dataclass(frozen=True, slots=True)
class MetricSummary:
    """What a metric did over all its steps.

    Attributes:
        count: How many values were logged.
        first: The first value.
        last: The last value.
        least: The smallest value that is a number.
        greatest: The greatest value that is a number.
        first_step: The first step.
        last_step: The last step.
    """

    count: int
    first: float
    last: float
    least: float
    greatest: float
    first_step: int
    last_step: int


@dataclass(frozen=True, slots=True)
class DatasetInput:
    """A data set that a run read.

    Attributes:
        name: What MLflow calls it, often a label.
        digest: By which MLflow tells its contents apart.
        source_type: Where it comes from: ``s3``, ``local``, ``hugging_face``, …
        source: How to find it there, as JSON.
        schema: Its columns, as JSON.
        profile: Its size, as JSON.
        tags: Of this use of it, such as ``mlflow.data.context``.
    """

    name: str
    digest: str
    source_type: str
    source: str
    schema: str
    profile: str
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run.

    Attributes:
        id: MLflow's id.
        name: Its name; empty if it has none.
        experiment_id: The experiment that it belongs to.
        status: ``RUNNING``, ``SCHEDULED``, ``FINISHED``, ``FAILED`` or ``KILLED``.
        deleted: Whether MLflow has it in its trash.
        user: Who started it; empty if MLflow does not know.
        start: Milliseconds since 1970.
        end: Milliseconds since 1970.
        artifact_uri: Where its files are.
        params: Its parameters.
        metrics: The last value of each of its metrics.
        tags: Its tags.
        datasets: The data sets that it read.
        model_inputs: The logged models that it read; ``None`` while nobody asked.
        model_outputs: The logged models that it made.
        histories: What its metrics did, by name, where that is more than one value.
    """

    id: str
    name: str
    experiment_id: str
    status: str
    deleted: bool
    user: str
    start: int | None
    end: int | None
    artifact_uri: str
    params: dict[str, str]
    metrics: tuple[MetricPoint, ...]
    tags: dict[str, str]
    datasets: tuple[DatasetInput, ...] = ()
    model_inputs: tuple[str, ...] | None = None
    model_outputs: tuple[str, ...] = ()
    histories: dict[str, MetricSummary] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisteredModelRecord:
    """A registered model.

    Attributes:
        name: Its name.
        description: What it is.
        created: Milliseconds since 1970.
        updated: Milliseconds since 1970.
        tags: Its tags.
        aliases: The version that each alias means.
    """

    name: str
    description: str
    created: int | None
    updated: int | None
    tags: dict[str, str]
    aliases: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """A version of a registered model.

    Attributes:
        name: The registered model.
        version: Which version.
        description: What is particular about it.
        stage: ``None``, ``Staging``, ``Production`` or ``Archived``.
        status: Whether registering it succeeded: ``READY``, …
        created: Milliseconds since 1970.
        updated: Milliseconds since 1970.
        run_id: The run that made it; empty if there is none.
        run_link: Where else that run can be seen.
        source: Where its files came from.
        model_id: The logged model that it is; empty before MLflow 3.
        tags: Its tags.
    """

    name: str
    version: str
    description: str
    stage: str
    status: str
    created: int | None
    updated: int | None
    run_id: str
    run_link: str
    source: str
    model_id: str
    tags: dict[str, str]


@dataclass(frozen=True, slots=True)
class LoggedModelRecord:
    """A model that a run logged, whether or not it was registered (MLflow 3).

    Attributes:
        id: MLflow's id.
        name: Its name.
        experiment_id: The experiment that it belongs to.
        run_id: The run that made it; empty if there is none.
        status: ``READY``, ``PENDING`` or ``FAILED``.
        model_type: What kind of model it is.
        artifact_location: Where its files are.
        created: Milliseconds since 1970.
        updated: Milliseconds since 1970.
        params: Its parameters.
        metrics: What runs measured about it.
        measured_by: The runs that measured it.
        tags: Its tags.
    """

    id: str
    name: str
    experiment_id: str
    run_id: str
    status: str
    model_type: str
    artifact_location: str
    created: int | None
    updated: int | None
    params: dict[str, str]
    metrics: tuple[MetricPoint, ...]
    measured_by: tuple[str, ...]
    tags: dict[str, str]


def last_points(points: Iterable[MetricPoint]) -> tuple[MetricPoint, ...]:
    """Return the last value of each metric: a logged model has one for each run and data set."""
    last: dict[str, MetricPoint] = {}
    for point in points:
        known = last.get(point.name)
        if known is None or (known.step, known.timestamp) <= (point.step, point.timestamp):
            last[point.name] = point
    return tuple(last.values())
