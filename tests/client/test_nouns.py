"""Model groups, experiments and data sets: created, changed, read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import AuditStamp, Dataset, Link, MLExperiment, MLModelGroup, Owner
from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelGroupUrn, TrainingRunUrn
from tests.client.written import stored, value_of, write

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

GROUP = MLModelGroupUrn.build("airline_forecast_models_group")
EXPERIMENT = ExperimentUrn.build("airline_forecast_experiment")
DATASET = DatasetUrn.build("iris_input", "snowflake")
RUN = TrainingRunUrn.build("r")
WHEN = datetime(2021, 8, 10, 8, tzinfo=UTC)
STAMP = AuditStamp(1628580000000, "datahub")


async def test_a_group(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """The tutorial's group reads back; a simple create of it changes nothing."""
    urn = await client.create_model_group(
        "airline_forecast_models_group",
        name="Airline Forecast Models Group",
        description="Group of models for airline passenger forecasting",
        created=STAMP,
        last_modified=WHEN,
        version="3",
        custom_properties={"team": "forecasting"},
        external_url="https://x",
        training_runs=[RUN],
        tags=["urn:li:tag:a", "b"],
        terms=["Classification.Public"],
        owners=["jdoe", Owner("urn:li:corpGroup:g", "BUSINESS_OWNER")],
        domain="marketing",
        links={"https://wiki": "Wiki"},
    )
    assert urn == GROUP
    assert await client.get_model_group(urn) == MLModelGroup(
        urn=urn,
        name="Airline Forecast Models Group",
        description="Group of models for airline passenger forecasting",
        created=STAMP,
        last_modified=WHEN,
        version="3",
        custom_properties={"team": "forecasting"},
        external_url="https://x",
        training_runs=[RUN],
        tags=["a", "b"],
        terms=["Classification.Public"],
        owners=[Owner("jdoe"), Owner("urn:li:corpGroup:g", "BUSINESS_OWNER")],
        domain="marketing",
        links=[Link("https://wiki", "Wiki")],
    )
    assert await client.runs_of_model_group(urn) == (RUN,)
    before = stored(datahub, urn)
    await client.create_model_group("airline_forecast_models_group")
    assert stored(datahub, urn) == before


async def test_a_simple_group_exists(client: DataHubMLClient) -> None:
    """An id suffices, though nothing is known of it."""
    urn = await client.create_model_group("g", platform="vertexai", env="DEV")
    assert urn == "urn:li:mlModelGroup:(urn:li:dataPlatform:vertexai,g,DEV)"
    group = await client.get_model_group(urn)
    assert group == MLModelGroup(urn=urn)
    assert await client.runs_of_model_group(urn) == ()
    assert await client.models_of_group(urn) == ()


async def test_a_group_is_updated(client: DataHubMLClient) -> None:
    """What is not passed stays."""
    await client.create_model_group("airline_forecast_models_group", name="A", description="d")
    await client.update_model_group(
        GROUP,
        name="B",
        last_modified=WHEN,
        version="4",
        custom_properties={"k": "v"},
        external_url="u",
    )
    assert await client.get_model_group(GROUP) == MLModelGroup(
        urn=GROUP,
        name="B",
        description="d",
        last_modified=WHEN,
        version="4",
        custom_properties={"k": "v"},
        external_url="u",
    )


async def test_an_experiment(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """The tutorial's experiment reads back, its creation included."""
    urn = await client.create_experiment(
        "airline_forecast_experiment",
        name="Airline Forecast Experiment",
        description="Experiment to forecast airline passenger numbers",
        created=STAMP,
        last_modified=WHEN,
        custom_properties={"team": "forecasting"},
        external_url="https://x",
        tags=["t"],
        terms=["t"],
        owners=["o"],
        domain="d",
        links=["https://wiki"],
    )
    assert urn == EXPERIMENT
    described = MLExperiment(
        urn=urn,
        name="Airline Forecast Experiment",
        description="Experiment to forecast airline passenger numbers",
        created=STAMP,
        last_modified=WHEN,
        custom_properties={"team": "forecasting"},
        external_url="https://x",
        tags=["t"],
        terms=["t"],
        owners=["o"],
        domain="d",
        links=["https://wiki"],
    )
    read = await client.get_experiment(urn)
    assert read == described
    assert read.sub_types == ("ML Experiment",)
    assert read.platform == "urn:li:dataPlatform:mlflow"
    before = stored(datahub, urn)
    await client.create_experiment("airline_forecast_experiment")
    assert stored(datahub, urn) == before


async def test_a_simple_experiment_is_called_by_its_id(client: DataHubMLClient) -> None:
    """DataHub demands a name; the platform may be another one."""
    urn = await client.create_experiment("a,b", platform="vertexai")
    read = await client.get_experiment(urn)
    assert read.name == "a,b"
    assert read.platform == "urn:li:dataPlatform:vertexai"
    assert await client.runs_of_experiment(urn) == ()


async def test_a_name_that_an_experiment_has_is_not_replaced_by_its_id(
    client: DataHubMLClient,
) -> None:
    """Creating again without a name adds the rest and leaves the name alone."""
    await client.create_experiment("airline_forecast_experiment", name="Airline")
    await client.create_experiment("airline_forecast_experiment", description="d")
    read = await client.get_experiment(EXPERIMENT)
    assert (read.name, read.description) == ("Airline", "d")


async def test_an_experiment_is_updated(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Sub-type and platform of other programs survive."""
    await write(
        datahub,
        EXPERIMENT,
        {
            "containerProperties": {"name": "A"},
            "subTypes": {"typeNames": ["Sweep"]},
            "dataPlatformInstance": {"platform": "urn:li:dataPlatform:wandb"},
        },
    )
    await client.update_experiment(
        EXPERIMENT,
        name="B",
        description="d",
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
    )
    assert await client.get_experiment(EXPERIMENT) == MLExperiment(
        urn=EXPERIMENT,
        name="B",
        description="d",
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
        sub_types=["Sweep"],
        platform="wandb",
    )


async def test_a_dataset(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """All of a data set's fields read back; a simple create of it changes nothing."""
    urn = await client.create_dataset(
        "iris_input",
        platform="snowflake",
        name="Iris Training Input Data",
        qualified_name="db.iris_input",
        description="d",
        created=STAMP,
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
        sub_types=["Table"],
        tags=["t"],
        terms=["t"],
        owners=["o"],
        domain="d",
        links=["https://wiki"],
    )
    assert urn == DATASET
    assert await client.get_dataset(urn) == Dataset(
        urn=urn,
        name="Iris Training Input Data",
        qualified_name="db.iris_input",
        description="d",
        created=STAMP,
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
        sub_types=["Table"],
        tags=["t"],
        terms=["t"],
        owners=["o"],
        domain="d",
        links=["https://wiki"],
    )
    before = stored(datahub, urn)
    await client.create_dataset("iris_input", platform="snowflake")
    assert stored(datahub, urn) == before


async def test_a_dataset_is_updated(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """What is not passed stays, what other programs wrote included."""
    await write(
        datahub,
        DATASET,
        {"datasetProperties": {"name": "A", "uri": "s3://x"}, "subTypes": {"typeNames": ["View"]}},
    )
    await client.update_dataset(
        DATASET,
        name="B",
        qualified_name="q",
        description="d",
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
    )
    assert await client.get_dataset(DATASET) == Dataset(
        urn=DATASET,
        name="B",
        qualified_name="q",
        description="d",
        last_modified=WHEN,
        custom_properties={"k": "v"},
        external_url="u",
        sub_types=["View"],
    )
    assert value_of(datahub, DATASET, "datasetProperties")["uri"] == "s3://x"


@pytest.mark.parametrize(
    "noun", ["model_group", "experiment", "dataset"], ids=lambda noun: f"missing {noun}"
)
async def test_what_is_missing(client: DataHubMLClient, datahub: LocalDataHub, noun: str) -> None:
    """Reading and updating say so, and create no stub."""
    urn = {"model_group": GROUP, "experiment": EXPERIMENT, "dataset": DATASET}[noun]
    for call in (getattr(client, f"get_{noun}")(urn), getattr(client, f"update_{noun}")(urn)):
        with pytest.raises(EntityNotFoundError) as raised:
            await call
        assert raised.value.urn == urn
    assert datahub.aspects(urn) == {}


async def test_what_is_linked_to_but_missing_has_no_links(client: DataHubMLClient) -> None:
    """DataHub knows links to a group or experiment that nobody created; they are no stubs."""
    model = await client.create_model("m", version="1", groups=[GROUP])
    run = await client.create_training_run("r", experiment=EXPERIMENT)
    for call in (
        client.models_of_group(GROUP),
        client.runs_of_model_group(GROUP),
        client.runs_of_experiment(EXPERIMENT),
    ):
        with pytest.raises(EntityNotFoundError):
            await call
    await client.create_model_group("airline_forecast_models_group")
    await client.create_experiment("airline_forecast_experiment")
    assert await client.models_of_group(GROUP) == (model,)
    assert await client.runs_of_experiment(EXPERIMENT) == (run,)
