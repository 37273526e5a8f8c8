"""DataHub's ML tutorial, whole: create everything, link it, read everything back, check it.

Runs against the local server, or against the DataHub that DATAHUB_GMS_URL and DATAHUB_GMS_TOKEN
name. Exits with status 0 only if every check held.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mldh_graphql import (
    AuditStamp,
    CorpUserUrn,
    DataHubMLClient,
    DataHubMLError,
    DatasetUrn,
    ExperimentUrn,
    HyperParam,
    LocalDataHub,
    Metric,
    MLModelGroupUrn,
    MLModelUrn,
    RunEvent,
    RunResultType,
    RunStatus,
    TrainingRunUrn,
    Urn,
)

CREATED = AuditStamp(datetime(2021, 8, 10, 7, 20, tzinfo=UTC), CorpUserUrn.build("datahub"))
STARTED = datetime(2021, 8, 10, 7, 20, 0, tzinfo=UTC)
ENDED = datetime(2021, 8, 10, 7, 20, 1, tzinfo=UTC)
INDEX_DEADLINE = 60.0
"""Seconds to wait for DataHub's index, which shows some links later than they are written."""

T = TypeVar("T")
console = Console(highlight=False, soft_wrap=True)


class Checks:
    """The expectations of the tutorial, each compared with what was read back."""

    def __init__(self) -> None:
        self._subject = ""
        self.rows: list[tuple[str, object, object]] = []

    def about(self, subject: str) -> None:
        """Say what the next checks are about."""
        self._subject = subject

    def equal(self, what: str, actual: object, expected: object) -> None:
        """Note what was expected and what is there, and print the latter."""
        self.rows.append((f"{self._subject}: {what}", actual, expected))
        console.print(f"    {mark(actual, expected)} {what}:", end=" ")
        console.print(shown(actual), markup=False)

    @property
    def held(self) -> bool:
        """Whether there were checks, and each found what it expected."""
        return bool(self.rows) and all(same(actual, expected) for _, actual, expected in self.rows)

    def table(self) -> Table:
        """Return all checks as a table; of URNs it shows the names."""
        held = sum(same(actual, expected) for _, actual, expected in self.rows)
        table = Table(title=f"{held} of {len(self.rows)} checks held", title_justify="left")
        table.add_column("")
        table.add_column("check", overflow="fold")
        table.add_column("read back", overflow="fold")
        if not self.held:
            table.add_column("expected", overflow="fold")
        for what, actual, expected in self.rows:
            cells: list[str | Text] = [mark(actual, expected), Text(what)]
            cells.append(Text(shown(actual, brief=True)))
            if not same(actual, expected):
                cells.append(Text(shown(expected, brief=True), style="red"))
            table.add_row(*cells)
        return table


def same(actual: object, expected: object) -> bool:
    """Whether a person could not tell them apart."""
    return shown(actual) == shown(expected)


def mark(actual: object, expected: object) -> str:
    """Green where the check held, red where not."""
    return "[green]✓[/]" if same(actual, expected) else "[red]✗[/]"


def shown(value: object, *, brief: bool = False) -> str:  # noqa: PLR0911 - a table
    """Return a value as a person reads it; lists have no order here."""
    match value:
        case None:
            return "nothing"
        case Urn():
            return value.display_name if brief else str(value)
        case str():
            return value
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case AuditStamp():
            return f"{shown(value.time)} by {shown(value.actor, brief=True)}"
        case Metric() | HyperParam():
            return f"{value.name}={value.value}"
        case RunEvent():
            result = f" {value.result}" if value.result else ""
            return f"{value.status}{result} at {shown(value.timestamp)}"
        case Mapping():
            return ", ".join(sorted(f"{key}={shown(item)}" for key, item in value.items()))
        case Iterable():
            return ", ".join(sorted(shown(item, brief=brief) for item in value)) or "nothing"
        case _:
            return str(value)


def step(title: str, *urns: str) -> None:
    """Print what was done, and what it made."""
    console.print(f"\n[bold]{title}[/]")
    for urn in urns:
        console.print(f"    {urn}", markup=False)


async def soon(read: Callable[[], Awaitable[T]], expected: object) -> T:
    """Read until DataHub's index shows what is expected, or the deadline has passed."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + INDEX_DEADLINE
    while True:
        value = await read()
        if same(value, expected) or clock() > deadline:
            return value
        await asyncio.sleep(1.0)


async def create_group(client: DataHubMLClient, checks: Checks) -> MLModelGroupUrn:
    """Create a model group, simple and detailed."""
    simple = await client.create_model_group("airline_forecast_models_group_simple")
    step("Create a model group, simple", simple)
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
    step("Create a model group, detailed", urn)
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
    step("Create a model, simple", simple)
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
    step("Create a model, detailed", urn)
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
    step("Create an experiment, simple", simple)
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
    step("Create an experiment, detailed", urn)
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
    step("Create a training run, simple", simple)
    checks.about("simple run")
    run = await client.get_training_run(simple)
    checks.equal("name is the id", run.name, "simple_training_run")

    async def statuses() -> list[RunStatus]:
        return [event.status for event in await client.events_of_run(simple)]

    checks.equal("events", await soon(statuses, ["STARTED"]), ["STARTED"])

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
    step("Create a training run, detailed", urn)
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
    checks.equal("events", await soon(lambda: client.events_of_run(urn), events), events)
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
    step("Create two data sets", source, result)
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
        checks.equal(what, await soon(read, expected), expected)

    checks.about("link")
    await client.add_model_to_model_group(model_urn=model, group_urn=group)
    step("Add the model to the model group")
    checks.equal("groups of the model", (await client.get_model(model)).groups, [group])
    await links("models of the group", lambda: client.models_of_group(group), model)

    await client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    step("Add the run to the experiment")
    found = (await client.get_training_run(run)).experiment
    checks.equal("experiment of the run", found, experiment)
    await links("runs of the experiment", lambda: client.runs_of_experiment(experiment), run)

    await client.add_run_to_model(model_urn=model, run_urn=run)
    step("Add the run to the model")
    checks.equal("runs of the model", await client.runs_of_model(model), [run])

    await client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    step("Add the run to the model group")
    checks.equal("runs of the group", await client.runs_of_model_group(group), [run])
    await links("models and groups of the run", lambda: client.models_of_run(run), model, group)

    await client.add_input_datasets_to_run(run_urn=run, dataset_urns=[source])
    await client.add_output_datasets_to_run(run_urn=run, dataset_urns=[result])
    step("Add the data sets to the run")
    await links("inputs of the run", lambda: client.inputs_of_run(run), source)
    await links("outputs of the run", lambda: client.outputs_of_run(run), result)

    async def above(urn: Urn) -> list[Urn]:
        return [hop.urn for hop in await client.upstream(urn)]

    async def below(urn: Urn) -> list[Urn]:
        return [hop.urn for hop in await client.downstream(urn)]

    checks.about("lineage")
    step("Follow lineage from both ends")
    await links("downstream of the first data set", lambda: below(source), run)
    await links("upstream of the run", lambda: above(run), source)
    await links("downstream of the run", lambda: below(run), model, group, result)
    await links("upstream of the model", lambda: above(model), run)
    await links("downstream of the model", lambda: below(model), group)
    await links("upstream of the group", lambda: above(group), model, run)
    await links("upstream of the second data set", lambda: above(result), run)

    step("The finished lineage")
    console.print((await client.lineage(run)).text(), markup=False)


@asynccontextmanager
async def datahub_client() -> AsyncIterator[DataHubMLClient]:
    """Connect to the DataHub that the environment names, or else to a local one."""
    if os.environ.get("DATAHUB_GMS_URL"):
        async with DataHubMLClient() as client:
            console.print(f"DataHub at {client.config.server}", markup=False)
            yield client
    else:
        async with LocalDataHub() as datahub:
            console.print("Local DataHub, in this process")
            yield datahub.client


async def main() -> int:
    """Run the tutorial and return the exit status."""
    checks = Checks()
    try:
        async with datahub_client() as client:
            await tutorial(client, checks)
    except DataHubMLError as error:
        console.print(f"\n[red]{type(error).__name__}[/]:", end=" ")
        console.print(str(error), markup=False)
        return 1
    console.print()
    console.print(checks.table())
    return 0 if checks.held else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
