"""Small MLflow stores, made through MLflow's own client."""

from __future__ import annotations

import json
import os
import random
import uuid
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mlflow import MlflowClient

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
os.environ["DO_NOT_TRACK"] = "true"


@contextmanager
def their_warnings() -> Iterator[None]:
    """Let MLflow, and what it is made of, warn about themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def repeatable() -> Iterator[None]:
    """Make MLflow give the same ids every time."""
    numbers = random.Random(20250101)
    before = uuid.uuid4
    uuid.uuid4 = lambda: uuid.UUID(int=numbers.getrandbits(128), version=4)
    try:
        yield
    finally:
        uuid.uuid4 = before


with their_warnings():
    import mlflow
    from mlflow import entities

T0 = 1_735_689_600_000
"""2025-01-01 in milliseconds: older than what a later sync looks at again."""

COLUMNS = json.dumps(
    {
        "mlflow_colspec": [
            {"type": "long", "name": "id", "required": True},
            {"type": "string", "name": "country", "required": False},
        ]
    }
)


class Store:
    """A store that is being filled."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.client: MlflowClient = mlflow.MlflowClient(uri, uri)
        self._now = T0

    @classmethod
    def sqlite(cls, path: Path) -> Store:
        """Open a database."""
        return cls(f"sqlite:///{path}")

    def tick(self, seconds: int = 60) -> int:
        """Return a later time."""
        self._now += seconds * 1000
        return self._now

    def experiment(self, name: str, tags: Mapping[str, str] | None = None) -> str:
        """Make an experiment."""
        made = self.client.create_experiment(
            name, artifact_location=f"s3://acme/{len(name)}", tags=dict(tags or {})
        )
        return str(made)

    def run(
        self,
        experiment: str,
        name: str,
        *,
        status: str = "FINISHED",
        params: Mapping[str, object] | None = None,
        metrics: Mapping[str, float] | None = None,
        tags: Mapping[str, str] | None = None,
        user: str = "alice",
        history: Mapping[str, Sequence[float]] | None = None,
        parent: str | None = None,
        start: int | None = None,
    ) -> str:
        """Make a run, and end it."""
        begun = self.tick() if start is None else start
        said = {"mlflow.user": user, **(tags or {})}
        if parent:
            said["mlflow.parentRunId"] = parent
        run = self.client.create_run(experiment, start_time=begun, tags=said, run_name=name)
        run_id = str(run.info.run_id)
        points = [
            entities.Metric(key, value, begun + 1, 0) for key, value in (metrics or {}).items()
        ]
        for key, values in (history or {}).items():
            points += [
                entities.Metric(key, v, begun + 10 * step, step) for step, v in enumerate(values)
            ]
        written = [entities.Param(key, str(value)) for key, value in (params or {}).items()]
        for first in range(0, max(len(points), len(written)), 100):
            self.client.log_batch(
                run_id, metrics=points[first : first + 100], params=written[first : first + 100]
            )
        if status in ("RUNNING", "SCHEDULED"):
            self.client.update_run(run_id, status=status)
        else:
            self.client.set_terminated(run_id, status=status, end_time=begun + 5000)
        return run_id

    def read(
        self,
        run_id: str,
        name: str,
        *,
        digest: str = "d1",
        source_type: str = "s3",
        source: object = None,
        schema: str | None = COLUMNS,
        context: str = "training",
    ) -> None:
        """Say that a run read a data set."""
        said = {"uri": f"s3://acme/{name}"} if source is None else source
        dataset = entities.Dataset(
            name=name,
            digest=digest,
            source_type=source_type,
            source=said if isinstance(said, str) else json.dumps(said),
            schema=schema,
            profile='{"num_rows": 3}',
        )
        tags = [entities.InputTag("mlflow.data.context", context)]
        self.client.log_inputs(run_id, datasets=[entities.DatasetInput(dataset=dataset, tags=tags)])

    def version(self, model: str, run_id: str | None, tags: Mapping[str, str] | None = None) -> str:
        """Register a version of a model, and the model if need be."""
        if not self.client.search_registered_models(f"name = '{model}'"):
            self.client.create_registered_model(model)
        made = self.client.create_model_version(
            model, f"s3://acme/{model}", run_id=run_id, tags=dict(tags or {}), await_creation_for=0
        )
        return str(made.version)


def fill(store: Store) -> dict[str, str]:
    """Fill a store with a little of everything; return the ids of its runs by name."""
    client = store.client
    churn = store.experiment(
        "churn/xgboost sweep", {"mlflow.note.content": "## Churn", "team": "growth", "id": "shadow"}
    )
    runs = {}
    runs["sweep"] = store.run(churn, "sweep", params={"strategy": "tpe"}, metrics={"best": 0.9})
    runs["child"] = store.run(
        churn,
        "child",
        params={"lr": 0.1, "data/path": "s3://x", "empty": ""},
        metrics={"val/auc": 0.81},
        tags={"git.branch": "main", "mlflow.note.content": "a note"},
        history={"loss": [1.0, 0.5, 0.25]},
        parent=runs["sweep"],
    )
    runs["killed"] = store.run(churn, "killed", status="KILLED", user="bob")
    runs["failed"] = store.run(churn, "failed", status="FAILED")
    runs["running"] = store.run(churn, "running", status="RUNNING")
    runs["scheduled"] = store.run(churn, "scheduled", status="SCHEDULED")
    unicode = store.experiment("Прогноз 🚀 (v2), α")
    runs["unicode"] = store.run(unicode, "запуск №1, (ок)", tags={"ключ": "значение"}, user="Ольга")
    store.read(runs["child"], "train.parquet")
    store.read(runs["child"], "valid.parquet", context="validation")
    store.read(runs["killed"], "train.parquet", digest="d2", schema='{"mlflow_colspec": []}')
    client.create_registered_model("churn", {"tier": "1"}, "Predicts churn.")
    store.version("churn", runs["sweep"], {"validation": "passed"})
    store.version("churn", runs["child"])
    store.version("also-churn", runs["child"])
    store.version("a, (b)", runs["unicode"])
    client.transition_model_version_stage("churn", "1", "Production")
    client.set_registered_model_alias("churn", "champion", "1")
    client.set_registered_model_alias("churn", "challenger", "2")
    return runs


def fill_more(store: Store) -> dict[str, str]:
    """Fill a store with more of everything, as far as DataHub's own source survives it."""
    runs = fill(store)
    client = store.client
    data = store.experiment("data sets")
    many = runs["many"] = store.run(data, "many sources")
    store.read(many, "wine.csv", source_type="local", source={"uri": "/data/wine.csv"})
    store.read(many, "label", source={"uri": "s3://acme/true/place.csv"})
    store.read(many, "iris", source_type="http", source={"url": "https://example.com/iris.csv"})
    store.read(many, "lake", source_type="delta_table", source={"delta_table_name": "lake.sales"})
    store.read(many, "weird, (v1)", schema='{"mlflow_tensorspec": {}}')
    store.read(many, "db.orders", source_type="snowflake", source={"query": "select 1"})
    deleted = runs["deleted"] = store.run(data, "deleted", params={"k": "v"})
    store.version("orphan", deleted)
    store.version("orphan", None)
    client.delete_run(deleted)
    client.create_registered_model("no versions")
    if hasattr(client, "create_logged_model"):
        made = runs["trains"] = store.run(data, "trains")
        read = runs["evaluates"] = store.run(data, "evaluates")
        model = client.create_logged_model(data, "agent", source_run_id=made, tags={"kind": "a"})
        client.log_outputs(made, models=[entities.LoggedModelOutput(model.model_id, step=0)])
        client.log_inputs(read, models=[entities.LoggedModelInput(model.model_id)])
    return runs
