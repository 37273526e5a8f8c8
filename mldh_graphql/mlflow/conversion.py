"""MLflow's entities to records; a field that a version of MLflow does not have is empty."""

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
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlflow.entities import Dataset, Experiment, LoggedModel, Metric, Run
    from mlflow.entities import DatasetInput as MLflowInput
    from mlflow.entities.model_registry import ModelVersion, RegisteredModel

    from mldh_graphql.changes import JsonValue

__all__ = [
    "experiment_record",
    "logged_model_record",
    "registered_model_record",
    "run_record",
    "run_record_of_json",
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


def run_record_of_json(run: Mapping[str, JsonValue]) -> RunRecord:
    """Return a run as MLflow's REST API has it.

    MLflow's client makes three objects of every parameter and metric, and takes ten times as long.
    """
    info, data = _member(run, "info"), _member(run, "data")
    inputs, outputs = _member(run, "inputs"), _member(run, "outputs")
    tags = _pairs(data)
    return RunRecord(
        id=_text(info, "run_id"),
        name=_text(info, "run_name"),
        experiment_id=_text(info, "experiment_id"),
        status=_text(info, "status"),
        deleted=_text(info, "lifecycle_stage") == "deleted",
        user=_text(info, "user_id") or tags.get("mlflow.user", ""),
        start=_number(info, "start_time"),
        end=_number(info, "end_time"),
        artifact_uri=_text(info, "artifact_uri"),
        params=_pairs(data, "params"),
        metrics=tuple(
            MetricPoint(
                _text(each, "key"),
                _value(each),
                _number(each, "timestamp") or 0,
                _number(each, "step") or 0,
            )
            for each in _members(data, "metrics")
        ),
        tags=tags,
        datasets=tuple(_dataset_of_json(each) for each in _members(inputs, "dataset_inputs")),
        model_inputs=_ids_of_json(inputs, "model_inputs") or None,
        model_outputs=_ids_of_json(outputs, "model_outputs"),
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
        metrics=_last_points(metrics),
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


def _last_points(metrics: Iterable[Metric]) -> tuple[MetricPoint, ...]:
    """Return the last value of each metric: a logged model has one for each run and data set."""
    last: dict[str, MetricPoint] = {}
    for each in metrics:
        point = MetricPoint(each.key, float(each.value), int(each.timestamp), int(each.step))
        known = last.get(each.key)
        if known is None or (known.step, known.timestamp) <= (point.step, point.timestamp):
            last[each.key] = point
    return tuple(last.values())


def _model_ids(links: Iterable[object] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(getattr(each, "model_id", "")) for each in links or ()))


def _texts(values: Mapping[str, object] | None) -> dict[str, str]:
    return {str(key): "" if value is None else str(value) for key, value in (values or {}).items()}


def _millis(value: int | None) -> int | None:
    return None if value is None else int(value)


def _dataset_of_json(given: Mapping[str, JsonValue]) -> DatasetInput:
    dataset = _member(given, "dataset")
    return DatasetInput(
        name=_text(dataset, "name"),
        digest=_text(dataset, "digest"),
        source_type=_text(dataset, "source_type"),
        source=_text(dataset, "source"),
        schema=_text(dataset, "schema"),
        profile=_text(dataset, "profile"),
        tags=_pairs(given),
    )


def _member(record: Mapping[str, JsonValue], name: str) -> Mapping[str, JsonValue]:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def _members(record: Mapping[str, JsonValue], name: str) -> list[dict[str, JsonValue]]:
    found = record.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _pairs(record: Mapping[str, JsonValue], name: str = "tags") -> dict[str, str]:
    return {_text(each, "key"): _text(each, "value") for each in _members(record, name)}


def _ids_of_json(record: Mapping[str, JsonValue], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(each, "model_id") for each in _members(record, name)))


def _text(record: Mapping[str, JsonValue], name: str) -> str:
    found = record.get(name)
    return "" if found is None else str(found)


def _number(record: Mapping[str, JsonValue], name: str) -> int | None:
    found = record.get(name)
    # Protobuf writes numbers of 64 bits as texts.
    return found if found is None or type(found) is int else int(str(found))


def _value(metric: Mapping[str, JsonValue]) -> float:
    found = metric.get("value", 0.0)
    # JSON has no word for some numbers, and protobuf writes them as texts.
    return found if isinstance(found, float) else float(str(found))
