"""How values read: times, durations, sizes, names of platforms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from mldh_graphql.entities import MLTrainingRun

_PLATFORMS: Final = {
    "bigquery": "BigQuery",
    "databricks": "Databricks",
    "dbt": "dbt",
    "gcs": "Google Cloud Storage",
    "hive": "Hive",
    "kafka": "Kafka",
    "mlflow": "MLflow",
    "mysql": "MySQL",
    "postgres": "PostgreSQL",
    "redshift": "Redshift",
    "s3": "Amazon S3",
    "sagemaker": "SageMaker",
    "snowflake": "Snowflake",
    "vertexai": "Vertex AI",
}
"""Names that are not just their id with a capital letter, or that this library's users meet."""


def platform_name(platform: str) -> str:
    """Return what people call a platform, given its id."""
    return _PLATFORMS.get(platform.lower(), platform)


def moment(time: datetime) -> str:
    """Return a time as people write it; to the second, in UTC as DataHub keeps it."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def duration(length: timedelta) -> str:
    """Return how long something took, in its two largest units."""
    millis = round(length.total_seconds() * 1000)
    if millis < 1000:
        return f"{millis} ms"
    if millis < 60_000:
        return f"{millis / 1000:.3g} sec"
    seconds = millis // 1000
    units = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"))
    parts = [f"{count} {unit}" for count, unit in (*units, (seconds % 60, "sec")) if count]
    return " ".join(parts[:2])


def run_duration(run: MLTrainingRun) -> timedelta | None:
    """Return how long a run took; ``None`` while it runs, or if nobody said."""
    if run.start_timestamp is None or run.end_timestamp is None:
        return None
    return run.end_timestamp - run.start_timestamp


def run_status(run: MLTrainingRun) -> tuple[str, str]:
    """Return how a run stands: a mark for its look, and the words for it."""
    if run.run_result is not None:
        return run.run_result.value.lower(), run.run_result.value.replace("_", " ").capitalize()
    if run.end_timestamp is not None:
        return "complete", "Complete"
    if run.start_timestamp is not None:
        return "started", "Running"
    return "unknown", "Unknown"


def indented_json(value: object) -> str:
    """Return a value as JSON that people can read."""
    return json.dumps(value, indent=2, ensure_ascii=False)
