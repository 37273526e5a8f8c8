"""Train two small models with MLflow, bring them to a DataHub, and look at what they came from.

    python examples/mlflow_demo.py

With ``DATAHUB_GMS_URL`` (and ``DATAHUB_GMS_TOKEN``) it writes to that DataHub, without it to one
that lives as long as the program.
"""

import asyncio
import os
import tempfile
import warnings
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
warnings.filterwarnings("ignore")

import mlflow  # noqa: E402 - it reads the variable
from mlflow.models import infer_signature  # noqa: E402 - as above
from sklearn.datasets import load_iris  # noqa: E402 - as above
from sklearn.linear_model import LogisticRegression  # noqa: E402 - as above
from sklearn.model_selection import train_test_split  # noqa: E402 - as above
from sklearn.naive_bayes import GaussianNB  # noqa: E402 - as above

from mldh_graphql import DataHubMLClient, LocalDataHub, MLModelUrn, sync_mlflow  # noqa: E402

EXPERIMENT = "iris"
REGISTERED = "iris-classifier"


def train(tracking_uri: str, artifacts: str) -> None:
    """Train two models in runs below one run, and register the better one."""
    mlflow.set_tracking_uri(tracking_uri)
    mlflow.create_experiment(
        EXPERIMENT, artifacts, tags={"mlflow.note.content": "Which model tells irises apart best?"}
    )
    mlflow.set_experiment(EXPERIMENT)
    frame = load_iris(as_frame=True).frame
    features, labels = frame.drop(columns="target"), frame["target"]
    train_x, test_x, train_y, test_y = train_test_split(features, labels, random_state=1)
    data = mlflow.data.from_pandas(
        frame, source="s3://acme-data/iris.csv", name="iris", targets="target"
    )
    best, best_model = 0.0, ""
    with mlflow.start_run(run_name="compare"):
        for model in (LogisticRegression(max_iter=500), GaussianNB()):
            name = type(model).__name__
            with mlflow.start_run(run_name=name, nested=True):
                mlflow.log_input(data, context="training")
                mlflow.log_params(model.get_params())
                model.fit(train_x, train_y)
                accuracy = model.score(test_x, test_y)
                mlflow.log_metric("accuracy", accuracy)
                for step, share in enumerate((0.3, 0.6, 1.0)):
                    rows = int(len(test_x) * share)
                    mlflow.log_metric("seen", model.score(test_x[:rows], test_y[:rows]), step=step)
                logged = mlflow.sklearn.log_model(
                    model, name="model", signature=infer_signature(train_x, train_y)
                )
                if accuracy > best:
                    best, best_model = accuracy, logged.model_uri
        mlflow.log_metric("best accuracy", best)
    registered = mlflow.register_model(best_model, REGISTERED)
    client = mlflow.MlflowClient()
    client.set_registered_model_alias(REGISTERED, "champion", registered.version)
    client.update_registered_model(REGISTERED, "Tells three kinds of iris apart.")


async def bring(client: DataHubMLClient, tracking_uri: str, state: Path) -> None:
    """Sync twice, and show the model and its lineage as DataHub has them."""
    first = await sync_mlflow(client, tracking_uri, state=state)
    first.raise_for_failures()
    print(first)
    model_urn = MLModelUrn.build(f"{REGISTERED}_1")
    model = await client.get_model(model_urn)
    metrics = {each.name: each.value for each in model.training_metrics or ()}
    print(f"\n{REGISTERED} version {model.version}, called {', '.join(model.aliases or ())}")
    print(f"accuracy {float(metrics['accuracy'] or 0):.3f}\n")
    print((await client.lineage(model_urn, depth=5)).text())
    second = await sync_mlflow(client, tracking_uri, state=state)
    print(f"\nA second sync writes {second.written} objects.")


async def main(directory: Path) -> None:
    """Train, then sync to the DataHub that the environment names, or to one of our own."""
    tracking_uri = f"sqlite:///{directory / 'mlflow.db'}"
    await asyncio.to_thread(train, tracking_uri, (directory / "artifacts").as_uri())
    state = directory / "sync.sqlite"
    if "DATAHUB_GMS_URL" in os.environ:
        async with DataHubMLClient() as client:
            await bring(client, tracking_uri, state)
        return
    async with LocalDataHub() as datahub:
        await bring(datahub.client, tracking_uri, state)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(main(Path(temporary)))
