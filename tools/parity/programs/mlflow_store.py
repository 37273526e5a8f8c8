"""A small MLflow store in a directory, for the official MLflow source to read.

python mlflow_store.py DIRECTORY          makes it
python mlflow_store.py DIRECTORY MODEL    deletes one of its registered models
"""

from __future__ import annotations

import sys
from pathlib import Path

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag
from mlflow.tracking import MlflowClient

START = 1628580000000
SCHEMA = '{"mlflow_colspec": [{"type": "long", "name": "age"}, {"type": "string", "name": "city"}]}'


def client_of(directory: Path) -> MlflowClient:
    """A client of the store in a directory."""
    uri = directory.absolute().as_uri()
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


def make(directory: Path) -> None:
    """Two experiments, three runs in all states, two registered models with three versions."""
    client = client_of(directory)
    churn = client.create_experiment("churn/xgboost", tags={"mlflow.note.content": "What leaves"})
    client.create_experiment("Прогноз 🚀", tags={"team": "продажи"})
    run_ids = []
    for number, state in enumerate(("FINISHED", "FAILED", None)):
        run = client.create_run(
            churn, start_time=START + number, run_name=f"run {number}", tags={"mlflow.user": "ada"}
        )
        run_id = run.info.run_id
        client.log_batch(
            run_id,
            metrics=[Metric("auc", 0.9 + number / 100, START, 0), Metric("loss", -0.0, START, 0)],
            params=[Param("depth", "6"), Param("note", "ü / ~ 1")],
            tags=[RunTag("team", "growth")],
        )
        client.log_inputs(
            run_id,
            [
                DatasetInput(
                    Dataset(f"table_{number}", "d1", "s3", '{"uri": "s3://b/t"}', SCHEMA, None),
                    [InputTag("mlflow.data.context", "training")],
                )
            ],
        )
        if state is not None:
            client.set_terminated(run_id, status=state, end_time=START + 1000 + number)
        run_ids.append(run_id)
    client.create_registered_model("churn-classifier", tags={"owner": "ada"}, description="Who")
    client.create_registered_model("baseline")
    for name, run_id in (
        ("churn-classifier", run_ids[0]),
        ("churn-classifier", run_ids[1]),
        ("baseline", run_ids[0]),
    ):
        client.create_model_version(name, f"runs:/{run_id}/model", run_id, tags={"gate": "passed"})
    client.set_registered_model_alias("churn-classifier", "champion", "2")


def main(directory: str, deleted: str | None = None) -> None:
    """Make the store, or delete a model of it."""
    if deleted is None:
        make(Path(directory))
    else:
        client_of(Path(directory)).delete_registered_model(deleted)


if __name__ == "__main__":
    main(*sys.argv[1:])
