"""DataHub's ML tutorial, whole: create everything, link it, read everything back, check it.

This is the tutorial as a program: every call of it is one that you would write yourself. ``mldh
demo`` runs it against the local server, or against the DataHub that you name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mldh_graphql.entities import (
    AuditStamp,
    HyperParam,
    Metric,
    RunEvent,
    RunResultType,
    RunStatus,
)
from mldh_graphql.urns import CorpUserUrn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.demo.checks import Checks
    from mldh_graphql.urns import (
        DatasetUrn,
        ExperimentUrn,
        MLModelGroupUrn,
        MLModelUrn,
        TrainingRunUrn,
        Urn,
    )

__all__ = ["tutorial"]

CREATED = AuditStamp(datetime(2021, 8, 10, 7, 20, tzinfo=UTC), CorpUserUrn.build("datahub"))
STARTED = datetime(2021, 8, 10, 7, 20, 0, tzinfo=UTC)
ENDED = datetime(2021, 8, 10, 7, 20, 1, tzinfo=UTC)


async def create_group(client: DataHubMLClient, checks: Checks) -> MLModelGroupUrn:
    """Create a model group, simple and detailed."""
    simple = await client.create_model_group("airline_forecast_models_group_simple")
    checks.step("Create a model group, simple", simple)
    checks.about("simple group")
    group = await client.get_model_group(simple)
    checks.equal("name is the id", group.name, "airline_forecast_models_group_simple")
    checks.equal("description", group.description, None)

    urn = await client.create_model_group(
        "airline_forecast_models_group",
        name="Airline Forecast Models Group",
        description="Group of models for airline passenger forecasting",
        created=CREATED,
    )
    checks.step("Create a model group, detailed", urn)
    checks.about("group")
    group = await client.get_model_group(urn)
    checks.equal("name", group.name, "Airline Forecast Models Group")
    checks.equal(
        "description", group.description, "Group of models for airline passenger forecasting"
    )
    checks.equal("created", group.created, CREATED)
    return urn


async def create_model(client: DataHubMLClient, checks: Checks) -> MLModelUrn:
    """Create a model, simple and detailed."""
    simple = await client.create_model("arima_model_simple", version="1.0")
    checks.step("Create a model, simple", simple)
    checks.about("simple model")
    model = await client.get_model(simple)
    checks.equal("name is the id", model.name, "arima_model_simple")
    checks.equal("version", model.version, "1.0")

    urn = await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        name="ARIMA Model",
        description="ARIMA model for airline passenger forecasting",
        custom_properties={"team": "forecasting"},
        training_metrics={"accuracy": 0.9, "precision": 0.8},
        hyper_params={"learning_rate": 0.01, "batch_size": 32},
        external_url="https://localhost:5000",
        created=CREATED,
        last_modified=CREATED,
        plain_tags=["forecasting", "arima"],
    )
    checks.step("Create a model, detailed", urn)
    checks.about("model")
    model = await client.get_model(urn)
    checks.equal("name", model.name, "ARIMA Model")
    checks.equal("description", model.description, "ARIMA model for airline passenger forecasting")
    checks.equal("version", model.version, "1.0")
    checks.equal("aliases", model.aliases, ["champion"])
    checks.equal("is the latest version", f"{model.is_latest}", "True")
    metrics = [Metric("accuracy", 0.9), Metric("precision", 0.8)]
    checks.equal("training metrics", model.training_metrics, metrics)
    params = [HyperParam("learning_rate", 0.01), HyperParam("batch_size", 32)]
    checks.equal("hyper-parameters", model.hyper_params, params)
    checks.equal("custom properties", model.custom_properties, {"team": "forecasting"})
    checks.equal("external URL", model.external_url, "https://localhost:5000")
    checks.equal("created", model.created, CREATED)
    checks.equal("last modified", model.last_modified, CREATED)
    checks.equal("plain tags", model.plain_tags, ["forecasting", "arima"])
    return urn


async def create_experiment(client: DataHubMLClient, checks: Checks) -> ExperimentUrn:
    """Create an experiment, simple and detailed."""
    simple = await client.create_experiment("airline_forecast_experiment_simple")
    checks.step("Create an experiment, simple", simple)
    checks.about("simple experiment")
    experiment = await client.get_experiment(simple)
    checks.equal("name is the id", experiment.name, "airline_forecast_experiment_simple")

    urn = await client.create_experiment(
        "airline_forecast_experiment",
        name="Airline Forecast Experiment",
        description="Experiment to forecast airline passenger numbers",
        custom_properties={"team": "forecasting"},
        created=CREATED,
        last_modified=CREATED,
    )
    checks.step("Create an experiment, detailed", urn)
    checks.about("experiment")
    experiment = await client.get_experiment(urn)
    checks.equal("name", experiment.name, "Airline Forecast Experiment")
    checks.equal(
        "description", experiment.description, "Experiment to forecast airline passenger numbers"
    )
    checks.equal("custom properties", experiment.custom_properties, {"team": "forecasting"})
    checks.equal("created", experiment.created, CREATED)
    checks.equal("last modified", experiment.last_modified, CREATED)
    return urn


async def create_run(client: DataHubMLClient, checks: Checks) -> TrainingRunUrn:
    """Create a training run, simple and detailed."""
    simple = await client.create_training_run("simple_training_run")
    checks.step("Create a training run, simple", simple)
    checks.about("simple run")
    run = await client.get_training_run(simple)
    checks.equal("name is the id", run.name, "simple_training_run")

    async def statuses() -> list[RunStatus]:
        return [event.status for event in await client.events_of_run(simple)]

    checks.equal("events", await checks.soon(statuses, ["STARTED"]), ["STARTED"])

    urn = await client.create_training_run(
        "simple_training_run_4",
        name="Simple Training Run 4",
        created=CREATED,
        custom_properties={"team": "forecasting"},
        id="simple_training_run_4",
        output_urls=["s3://my-bucket/output"],
        training_metrics={"accuracy": 0.9},
        hyper_params={"learning_rate": 0.01},
        external_url="https://localhost:5000",
        run_result=RunResultType.FAILURE,
        start_timestamp=STARTED,
        end_timestamp=ENDED,
    )
    checks.step("Create a training run, detailed", urn)
    checks.about("run")
    run = await client.get_training_run(urn)
    checks.equal("name", run.name, "Simple Training Run 4")
    checks.equal("created", run.created, CREATED)
    checks.equal("custom properties", run.custom_properties, {"team": "forecasting"})
    checks.equal("id", run.id, "simple_training_run_4")
    checks.equal("output URLs", run.output_urls, ["s3://my-bucket/output"])
    checks.equal("training metrics", run.training_metrics, [Metric("accuracy", 0.9)])
    checks.equal("hyper-parameters", run.hyper_params, [HyperParam("learning_rate", 0.01)])
    checks.equal("external URL", run.external_url, "https://localhost:5000")
    events = [
        RunEvent(RunStatus.STARTED, STARTED),
        RunEvent(RunStatus.COMPLETE, ENDED, result=RunResultType.FAILURE),
    ]
    checks.equal("events", await checks.soon(lambda: client.events_of_run(urn), events), events)
    return urn


async def create_datasets(client: DataHubMLClient, checks: Checks) -> tuple[DatasetUrn, DatasetUrn]:
    """Create a data set to train on, and one that the training makes."""
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
    checks.step("Create two data sets", source, result)
    checks.about("first data set")
    dataset = await client.get_dataset(source)
    checks.equal("name", dataset.name, "Iris Training Input")
    checks.equal("description", dataset.description, "Measurements of flowers")
    checks.equal("custom properties", dataset.custom_properties, {"team": "forecasting"})
    checks.about("second data set")
    checks.equal("name", (await client.get_dataset(result)).name, "Iris Model Output")
    return source, result


async def tutorial(client: DataHubMLClient, checks: Checks) -> None:
    """Go through the tutorial from top to bottom."""
    group = await create_group(client, checks)
    model = await create_model(client, checks)
    experiment = await create_experiment(client, checks)
    run = await create_run(client, checks)
    source, result = await create_datasets(client, checks)

    async def links(what: str, read: Callable[[], Awaitable[object]], *expected: Urn) -> None:
        checks.equal(what, await checks.soon(read, expected), expected)

    checks.about("link")
    await client.add_model_to_model_group(model_urn=model, group_urn=group)
    checks.step("Add the model to the model group")
    checks.equal("groups of the model", (await client.get_model(model)).groups, [group])
    await links("models of the group", lambda: client.models_of_group(group), model)

    await client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    checks.step("Add the run to the experiment")
    found = (await client.get_training_run(run)).experiment
    checks.equal("experiment of the run", found, experiment)
    await links("runs of the experiment", lambda: client.runs_of_experiment(experiment), run)

    await client.add_run_to_model(model_urn=model, run_urn=run)
    checks.step("Add the run to the model")
    checks.equal("runs of the model", await client.runs_of_model(model), [run])

    await client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    checks.step("Add the run to the model group")
    checks.equal("runs of the group", await client.runs_of_model_group(group), [run])
    await links("models and groups of the run", lambda: client.models_of_run(run), model, group)

    await client.add_input_datasets_to_run(run_urn=run, dataset_urns=[source])
    await client.add_output_datasets_to_run(run_urn=run, dataset_urns=[result])
    checks.step("Add the data sets to the run")
    await links("inputs of the run", lambda: client.inputs_of_run(run), source)
    await links("outputs of the run", lambda: client.outputs_of_run(run), result)

    async def above(urn: Urn) -> list[Urn]:
        return [hop.urn for hop in await client.upstream(urn)]

    async def below(urn: Urn) -> list[Urn]:
        return [hop.urn for hop in await client.downstream(urn)]

    checks.about("lineage")
    checks.step("Follow lineage from both ends")
    await links("downstream of the first data set", lambda: below(source), run)
    await links("upstream of the run", lambda: above(run), source)
    await links("downstream of the run", lambda: below(run), model, group, result)
    await links("upstream of the model", lambda: above(model), run)
    await links("downstream of the model", lambda: below(model), group)
    await links("upstream of the group", lambda: above(group), model, run)
    await links("upstream of the second data set", lambda: above(result), run)

    checks.step("The finished lineage")
    checks.picture(await client.lineage(run))
