"""A pipeline as users have one: it trains a model and tells DataHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql import DatasetUrn, RunResultType

if TYPE_CHECKING:
    from mldh_graphql import DataHubMLClient

IRIS = DatasetUrn.build("iris_input", "s3")
PREDICTIONS = DatasetUrn.build("iris_output", "s3")


async def train(client: DataHubMLClient, prefix: str = "") -> None:
    """Describe a group, a model, its run and its experiment, all linked."""
    group = await client.create_model_group(f"{prefix}airline_models", name="Airline Models")
    model = await client.create_model(
        f"{prefix}arima_model",
        version="1.0",
        alias="champion",
        name="ARIMA",
        description="Forecasts passengers.",
        training_metrics={"accuracy": 0.9, "val/loss": 0.25},
        hyper_params={"learning_rate": 0.01},
        custom_properties={"team": "forecasting"},
        external_url="https://mlflow.example/1",
        tags=["forecasting"],
        owners=["jdoe"],
        plain_tags=["arima"],
        groups=[group],
    )
    run = await client.create_training_run(
        f"{prefix}run_4",
        run_result=RunResultType.SUCCESS,
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
        training_metrics={"accuracy": 0.9},
        output_urls=["s3://models/arima"],
    )
    experiment = await client.create_experiment(f"{prefix}airline_experiment")
    await client.create_dataset(f"{prefix}iris_output", platform="s3")
    await client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    await client.add_run_to_model(model_urn=model, run_urn=run)
    await client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    await client.add_input_datasets_to_run(
        run_urn=run, dataset_urns=[DatasetUrn.build(f"{prefix}iris_input", "s3")]
    )
    await client.add_output_datasets_to_run(
        run_urn=run, dataset_urns=[DatasetUrn.build(f"{prefix}iris_output", "s3")]
    )
