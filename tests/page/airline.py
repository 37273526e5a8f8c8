"""The tutorial's data, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mldh_graphql.entities import AuditStamp, RunResultType

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.urns import (
        DatasetUrn,
        ExperimentUrn,
        MLModelGroupUrn,
        MLModelUrn,
        TrainingRunUrn,
    )

CREATED = AuditStamp(datetime(2021, 8, 10, 7, 20, tzinfo=UTC), "datahub")
SCHEMA = {
    "schemaName": "iris",
    "platform": "urn:li:dataPlatform:snowflake",
    "version": 0,
    "hash": "",
    "platformSchema": {"com.linkedin.schema.OtherSchema": {"rawSchema": ""}},
    "fields": [
        {
            "fieldPath": "sepal_length",
            "description": "In centimetres",
            "type": {"type": {"com.linkedin.schema.NumberType": {}}},
            "nativeDataType": "FLOAT",
        },
        {
            "fieldPath": "species",
            "nullable": True,
            "type": {"type": {"com.linkedin.schema.StringType": {}}},
            "nativeDataType": "",
        },
    ],
}


@dataclass(frozen=True, slots=True)
class Airline:
    """What the tutorial makes."""

    group: MLModelGroupUrn
    model: MLModelUrn
    experiment: ExperimentUrn
    run: TrainingRunUrn
    source: DatasetUrn
    result: DatasetUrn


async def write_airline(client: DataHubMLClient) -> Airline:
    """Write what DataHub's ML tutorial writes, and link it."""
    group = await client.create_model_group(
        "airline_forecast_models_group",
        name="Airline Forecast Models Group",
        description="Group of models for *airline* passenger forecasting",
        created=CREATED,
        last_modified=CREATED,
        external_url="https://mlflow.example.com/groups/1",
        owners=["jdoe"],
        tags=["forecasting"],
        terms=["Passengers"],
        domain="Flights",
        links={"https://wiki.example.com/airline": "Handbook"},
    )
    source = await client.create_dataset(
        "iris_input", platform="snowflake", name="Iris Training Input", created=CREATED
    )
    result = await client.create_dataset(
        "iris_output", platform="snowflake", name="Iris Model Output"
    )
    experiment = await client.create_experiment(
        "airline_forecast_experiment",
        name="Airline Forecast Experiment",
        description="Experiment to forecast airline passenger numbers",
        custom_properties={"team": "forecasting"},
        created=CREATED,
    )
    run = await client.create_training_run(
        "simple_training_run_4",
        name="Simple Training Run 4",
        created=CREATED,
        custom_properties={"team": "forecasting"},
        id="simple_training_run_4",
        output_urls=["s3://my-bucket/output"],
        training_metrics={"accuracy": 0.9},
        hyper_params={"learning_rate": 0.01},
        external_url="https://mlflow.example.com/runs/4",
        run_result=RunResultType.FAILURE,
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
        experiment=experiment,
        inputs=[source],
        outputs=[result],
    )
    model = await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        name="ARIMA Model",
        description="ARIMA model for airline passenger forecasting",
        custom_properties={"team": "forecasting"},
        training_metrics={"accuracy": 0.9, "precision": 0.8},
        hyper_params={"learning_rate": 0.01, "batch_size": 32},
        external_url="https://mlflow.example.com/models/arima",
        created=CREATED,
        last_modified=CREATED,
        plain_tags=["forecasting", "arima"],
        groups=[group],
        training_runs=[run],
    )
    await client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    return Airline(group, model, experiment, run, source, result)
