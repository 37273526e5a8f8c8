"""Entities of MLflow's client, to records; a field that a version of it does not have is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.mlflow.records import (
    DatasetInput,
    ExperimentRecord,
    LoggedModelRecord,
    MetricPoint,
    RegisteredModelRecord,
    RunRecord,
    VersionRecord,
    last_points,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlflow.entities import Dataset, Experiment, LoggedModel, Metric, Run
    from mlflow.entities import DatasetInput as MLflowInput
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel

__all__ = [
    "experiment_record",
    "logged_model_record",
    "registered_model_record",
    "run_record",
    "version_record",
]


def experiment_record(experiment: Experiment) -> ExperimentRecord:
    """Return an experiment."""
    return ExperimentRecord(
        id=str(experiment.experiment_id),
        name=experiment.name,
        artifact_location=experiment.artifact_location or "",
        deleted=experiment.lifecycle_stage == "deleted",
        created=_millis(experiment.creation_time),
        updated=_millis(experiment.last_update_time),
        tags=_texts(experiment.tags),
    )


def run_record(run: Run) -> RunRecord:
    """Return a run."""
    info, data = run.info, run.data
    inputs, outputs = getattr(run, "inputs", None), getattr(run, "outputs", None)
    return RunRecord(
        id=info.run_id,
        name=info.run_name or "",
        experiment_id=str(info.experiment_id),
        status=str(info.status),
        deleted=info.lifecycle_stage == "deleted",
        user=info.user_id or data.tags.get("mlflow.user") or "",
        start=_millis(info.start_time),
        end=_millis(info.end_time),
        artifact_uri=info.artifact_uri or "",
        params=_texts(data.params),
        metrics=_points(getattr(data, "_metric_objs", None) or (), data.metrics),
        tags=_texts(data.tags),
        datasets=tuple(
            _dataset_input(each) for each in getattr(inputs, "dataset_inputs", ()) or ()
        ),
        model_inputs=_model_ids(getattr(inputs, "model_inputs", ())) or None,
        model_outputs=_model_ids(getattr(outputs, "model_outputs", ())),
    )


def registered_model_record(model: RegisteredModel) -> RegisteredModelRecord:
    """Return a registered model."""
    return RegisteredModelRecord(
        name=model.name,
        description=model.description or "",
        created=_millis(model.creation_timestamp),
        updated=_millis(model.last_updated_timestamp),
        tags=_texts(model.tags),
        aliases={str(alias): str(version) for alias, version in (model.aliases or {}).items()},
    )


def version_record(version: ModelVersion) -> VersionRecord:
    """Return a version of a registered model."""
    return VersionRecord(
        name=version.name,
        version=str(version.version),
        description=version.description or "",
        stage=version.current_stage or "None",
        status=str(version.status or ""),
        created=_millis(version.creation_timestamp),
        updated=_millis(version.last_updated_timestamp),
        run_id=version.run_id or "",
        run_link=version.run_link or "",
        source=version.source or "",
        model_id=getattr(version, "model_id", None) or "",
        tags=_texts(version.tags),
    )


def logged_model_record(model: LoggedModel) -> LoggedModelRecord:
    """Return a model that a run logged."""
    metrics = model.metrics or ()
    measuring = (each.run_id for each in metrics if each.run_id)
    points = (
        MetricPoint(each.key, float(each.value), int(each.timestamp), int(each.step))
        for each in metrics
    )
    return LoggedModelRecord(
        id=model.model_id,
        name=model.name or "",
        experiment_id=str(model.experiment_id),
        run_id=model.source_run_id or "",
        status=str(getattr(model.status, "value", model.status) or ""),
        model_type=model.model_type or "",
        artifact_location=model.artifact_location or "",
        created=_millis(model.creation_timestamp),
        updated=_millis(model.last_updated_timestamp),
        params=_texts(model.params),
        metrics=last_points(points),
        measured_by=tuple(dict.fromkeys(measuring)),
        tags=_texts(model.tags),
    )


def _dataset_input(given: MLflowInput) -> DatasetInput:
    dataset: Dataset = given.dataset
    return DatasetInput(
        name=dataset.name,
        digest=dataset.digest or "",
        source_type=dataset.source_type or "",
        source=dataset.source or "",
        schema=dataset.schema or "",
        profile=dataset.profile or "",
        tags={tag.key: tag.value for tag in given.tags or ()},
    )


def _points(metrics: Iterable[Metric], values: Mapping[str, float]) -> tuple[MetricPoint, ...]:
    # The public dictionary has no times and steps.
    found = {
        each.key: MetricPoint(each.key, float(each.value), int(each.timestamp), int(each.step))
        for each in metrics
    }
    for key, value in values.items():
        found.setdefault(key, MetricPoint(key, float(value), 0, 0))
    return tuple(found.values())


def _model_ids(links: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(getattr(each, "model_id", "")) for each in links or ()))


def _texts(values: Mapping[str, object] | None) -> dict[str, str]:
    return {str(key): "" if value is None else str(value) for key, value in (values or {}).items()}


def _millis(value: int | None) -> int | None:
    return None if value is None else int(value)
