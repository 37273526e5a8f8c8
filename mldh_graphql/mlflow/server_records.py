"""What MLflow's REST API answers, to records; a field that a version does not have is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

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
    from collections.abc import Mapping

    from mldh_graphql.changes import JsonValue

    Json: TypeAlias = Mapping[str, JsonValue]

__all__ = [
    "experiment_record",
    "logged_model_record",
    "members",
    "metric_point",
    "registered_model_record",
    "run_record",
    "text",
    "version_record",
]

_LOGGED_MODEL_STATUSES: Final = {
    "LOGGED_MODEL_PENDING": "PENDING",
    "LOGGED_MODEL_READY": "READY",
    "LOGGED_MODEL_UPLOAD_FAILED": "FAILED",
}
"""MLflow's client calls them otherwise than its API."""


def experiment_record(experiment: Json) -> ExperimentRecord:
    """Return an experiment."""
    return ExperimentRecord(
        id=text(experiment, "experiment_id"),
        name=text(experiment, "name"),
        artifact_location=text(experiment, "artifact_location"),
        deleted=text(experiment, "lifecycle_stage") == "deleted",
        created=_number(experiment, "creation_time"),
        updated=_number(experiment, "last_update_time"),
        tags=_pairs(experiment),
    )


def run_record(run: Json) -> RunRecord:
    """Return a run."""
    info, data = _member(run, "info"), _member(run, "data")
    inputs, outputs = _member(run, "inputs"), _member(run, "outputs")
    tags = _pairs(data)
    return RunRecord(
        id=text(info, "run_id"),
        name=text(info, "run_name"),
        experiment_id=text(info, "experiment_id"),
        status=text(info, "status"),
        deleted=text(info, "lifecycle_stage") == "deleted",
        user=text(info, "user_id") or tags.get("mlflow.user", ""),
        start=_number(info, "start_time"),
        end=_number(info, "end_time"),
        artifact_uri=text(info, "artifact_uri"),
        params=_pairs(data, "params"),
        metrics=tuple(metric_point(each) for each in members(data, "metrics")),
        tags=tags,
        datasets=tuple(_dataset(each) for each in members(inputs, "dataset_inputs")),
        model_inputs=_model_ids(inputs, "model_inputs") or None,
        model_outputs=_model_ids(outputs, "model_outputs"),
    )


def registered_model_record(model: Json) -> RegisteredModelRecord:
    """Return a registered model."""
    return RegisteredModelRecord(
        name=text(model, "name"),
        description=text(model, "description"),
        created=_number(model, "creation_timestamp"),
        updated=_number(model, "last_updated_timestamp"),
        tags=_pairs(model),
        aliases={text(each, "alias"): text(each, "version") for each in members(model, "aliases")},
    )


def version_record(version: Json) -> VersionRecord:
    """Return a version of a registered model."""
    return VersionRecord(
        name=text(version, "name"),
        version=text(version, "version"),
        description=text(version, "description"),
        stage=text(version, "current_stage") or "None",
        status=text(version, "status"),
        created=_number(version, "creation_timestamp"),
        updated=_number(version, "last_updated_timestamp"),
        run_id=text(version, "run_id"),
        run_link=text(version, "run_link"),
        source=text(version, "source"),
        model_id=text(version, "model_id"),
        tags=_pairs(version),
    )


def logged_model_record(model: Json) -> LoggedModelRecord:
    """Return a model that a run logged."""
    info, data = _member(model, "info"), _member(model, "data")
    metrics = members(data, "metrics")
    measuring = (text(each, "run_id") for each in metrics)
    status = text(info, "status")
    return LoggedModelRecord(
        id=text(info, "model_id"),
        name=text(info, "name"),
        experiment_id=text(info, "experiment_id"),
        run_id=text(info, "source_run_id"),
        status=_LOGGED_MODEL_STATUSES.get(status, status),
        model_type=text(info, "model_type"),
        artifact_location=text(info, "artifact_uri"),
        created=_number(info, "creation_timestamp_ms"),
        updated=_number(info, "last_updated_timestamp_ms"),
        params=_pairs(data, "params"),
        metrics=last_points(map(metric_point, metrics)),
        measured_by=tuple(dict.fromkeys(each for each in measuring if each)),
        tags=_pairs(info),
    )


def metric_point(metric: Json) -> MetricPoint:
    """Return one value of a metric."""
    return MetricPoint(
        text(metric, "key"),
        _value(metric),
        _number(metric, "timestamp") or 0,
        _number(metric, "step") or 0,
    )


def _dataset(given: Json) -> DatasetInput:
    dataset = _member(given, "dataset")
    return DatasetInput(
        name=text(dataset, "name"),
        digest=text(dataset, "digest"),
        source_type=text(dataset, "source_type"),
        source=text(dataset, "source"),
        schema=text(dataset, "schema"),
        profile=text(dataset, "profile"),
        tags=_pairs(given),
    )


def _member(record: Json, name: str) -> Json:
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def members(record: Json, name: str) -> list[dict[str, JsonValue]]:
    """Return the objects in a list; there are none where there is no list."""
    found = record.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _pairs(record: Json, name: str = "tags") -> dict[str, str]:
    return {text(each, "key"): text(each, "value") for each in members(record, name)}


def _model_ids(record: Json, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text(each, "model_id") for each in members(record, name)))


def text(record: Json, name: str) -> str:
    """Return a member as text; it is empty where there is none."""
    found = record.get(name)
    return "" if found is None else str(found)


def _number(record: Json, name: str) -> int | None:
    found = record.get(name)
    # Protobuf writes numbers of 64 bits as texts.
    return found if found is None or type(found) is int else int(str(found))


def _value(metric: Json) -> float:
    found = metric.get("value", 0.0)
    # JSON has no word for some numbers, and protobuf writes them as texts.
    return found if isinstance(found, float) else float(str(found))
