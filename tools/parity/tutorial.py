"""DataHub's ML tutorial as mldh_graphql writes it, to be compared with what the SDK writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql import AuditStamp, CorpUserUrn, RunResultType

if TYPE_CHECKING:
    from mldh_graphql import DataHubMLClient

_STARTED = 1628580000000
_STAMP = AuditStamp(_STARTED, CorpUserUrn("urn:li:corpuser:datahub"))
_URL = "https://localhost:5000"


async def write_tutorial(client: DataHubMLClient) -> None:
    """Go through the tutorial from top to bottom."""
    await client.create_model_group("airline_forecast_models_group_simple")
    group = await client.create_model_group(
        "airline_forecast_models_group",
        name="Airline Forecast Models Group",
        description="Group of models for airline passenger forecasting",
        created=_STAMP,
    )
    await client.create_model("arima_model_simple", version="1.0")
    model = await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        name="ARIMA Model",
        description="ARIMA model for airline passenger forecasting",
        custom_properties={"team": "forecasting"},
        training_metrics={"accuracy": 0.9, "precision": 0.8},
        hyper_params={"learning_rate": 0.01, "batch_size": 32},
        external_url=_URL,
        created=_STAMP,
        last_modified=_STAMP,
        plain_tags=["forecasting", "arima"],
    )
    await client.create_experiment("airline_forecast_experiment_simple")
    experiment = await client.create_experiment(
        "airline_forecast_experiment",
        name="Airline Forecast Experiment",
        description="Experiment to forecast airline passenger numbers",
        custom_properties={"team": "forecasting"},
        created=_STAMP,
        last_modified=_STAMP,
    )
    await client.create_training_run("simple_training_run")
    run = await client.create_training_run(
        "simple_training_run_4",
        name="Simple Training Run 4",
        created=_STAMP,
        custom_properties={"team": "forecasting"},
        id="simple_training_run_4",
        output_urls=["s3://my-bucket/output"],
        training_metrics={"accuracy": 0.9},
        hyper_params={"learning_rate": 0.01},
        external_url=_URL,
        run_result=RunResultType.FAILURE,
        start_timestamp=_STARTED,
        end_timestamp=_STARTED + 1000,
    )
    source = await client.create_dataset(
        "iris_input",
        platform="snowflake",
        name="Iris Training Input",
        description="Measurements of flowers",
        custom_properties={"team": "forecasting"},
    )
    result = await client.create_dataset(
        "iris_output", platform="snowflake", name="Iris Model Output"
    )
    await client.add_model_to_model_group(model_urn=model, group_urn=group)
    await client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    await client.add_run_to_model(model_urn=model, run_urn=run)
    await client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    await client.add_input_datasets_to_run(run_urn=run, dataset_urns=[source])
    await client.add_output_datasets_to_run(run_urn=run, dataset_urns=[result])
