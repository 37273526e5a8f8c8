"""Models: created once or again, changed, versioned, read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import AuditStamp, HyperParam, Metric, MLModel, default_version_set
from mldh_graphql.errors import ConflictError, EntityNotFoundError, WriteRejectedError
from mldh_graphql.urns import MLModelGroupUrn, MLModelUrn, TrainingRunUrn, VersionSetUrn
from tests.client.written import stored, value_of, write

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

MODEL = MLModelUrn.build("arima_model")
GROUP = MLModelGroupUrn.build("airline_forecast_models_group")
RUN = TrainingRunUrn.build("simple_training_run")
WHEN = datetime(2021, 8, 10, 8, tzinfo=UTC)


async def test_a_simple_model(client: DataHubMLClient) -> None:
    """An id and a version suffice; the model is alone and latest in a set of its own."""
    urn = await client.create_model("arima_model", version="1.0")
    assert urn == MODEL
    model = await client.get_model(urn)
    assert model == MLModel(urn=urn, version="1.0")
    assert model.version_set == default_version_set(urn)
    assert model.is_latest
    assert not model.removed


async def test_a_detailed_model(client: DataHubMLClient) -> None:
    """Everything of the tutorial's example reads back."""
    urn = await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        aliases=["best", "champion"],
        version_comment="first",
        name="ARIMA Model",
        description="ARIMA model for airline passenger forecasting",
        type="ARIMA",
        created=AuditStamp(WHEN, "datahub"),
        last_modified=WHEN,
        training_metrics={"accuracy": 0.9, "precision": "0.80"},
        hyper_params=[HyperParam("learning_rate", 0.01), ("batch_size", 32)],
        custom_properties={"team": "forecasting"},
        external_url="https:localhost:5000",
        plain_tags=["forecasting", "arima"],
        groups=[GROUP],
        training_runs=[RUN],
    )
    model = await client.get_model(urn)
    assert model.name == "ARIMA Model"
    assert model.description == "ARIMA model for airline passenger forecasting"
    assert model.type == "ARIMA"
    assert model.version == "1.0"
    assert set(model.aliases or ()) == {"champion", "best"}
    assert model.version_comment == "first"
    assert model.created == AuditStamp(WHEN, "datahub")
    assert model.last_modified == AuditStamp(WHEN)
    assert set(model.training_metrics or ()) == {
        Metric("accuracy", "0.9"),
        Metric("precision", "0.80"),
    }
    assert set(model.hyper_params or ()) == {
        HyperParam("learning_rate", "0.01"),
        HyperParam("batch_size", "32"),
    }
    assert model.custom_properties == {"team": "forecasting"}
    assert model.external_url == "https:localhost:5000"
    assert set(model.plain_tags or ()) == {"arima", "forecasting"}
    assert model.groups == (GROUP,)
    assert model.training_runs == (RUN,)
    assert await client.runs_of_model(urn) == (RUN,)


async def test_platform_and_env_are_in_the_urn(client: DataHubMLClient) -> None:
    """A platform is given by name or URN."""
    urn = await client.create_model("m", version="1", platform="vertexai", env="DEV")
    assert urn == "urn:li:mlModel:(urn:li:dataPlatform:vertexai,m,DEV)"
    again = await client.create_model(
        "m", version="1", platform="urn:li:dataPlatform:vertexai", env="DEV"
    )
    assert again == urn


async def test_creating_again_with_less_erases_nothing(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """A simple create of a detailed model changes no value and no version of any aspect."""
    await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        name="ARIMA",
        description="d",
        training_metrics={"accuracy": 0.9},
        tags=["t"],
    )
    before = stored(datahub, MODEL)
    await client.create_model("arima_model", version="1.0")
    assert stored(datahub, MODEL) == before


async def test_creating_again_with_more_adds(client: DataHubMLClient) -> None:
    """Lists grow, single values are set, what others wrote stays."""
    await client.create_model(
        "arima_model", version="1.0", name="A", training_metrics={"accuracy": 0.9}, tags=["a"]
    )
    await client.add_model_to_model_group(model_urn=MODEL, group_urn=GROUP)
    await client.create_model(
        "arima_model",
        version="1.0",
        alias="champion",
        name="B",
        training_metrics={"accuracy": 0.95, "recall": 1},
        tags=["b"],
        training_runs=[RUN],
    )
    model = await client.get_model(MODEL)
    assert model.name == "B"
    assert model.aliases == ("champion",)
    assert set(model.training_metrics or ()) == {Metric("accuracy", 0.95), Metric("recall", 1)}
    assert {tag.id for tag in model.tags or ()} == {"a", "b"}
    assert model.groups == (GROUP,)
    assert model.training_runs == (RUN,)


async def test_another_version_is_a_conflict(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """The version that is there stays, and so does everything else."""
    await client.create_model("arima_model", version="1.0", name="A")
    before = stored(datahub, MODEL)
    with pytest.raises(ConflictError, match=r"has version '1\.0', not '2\.0'") as raised:
        await client.create_model("arima_model", version="2.0", name="B", tags=["x"])
    assert raised.value.urn == MODEL
    assert raised.value.operation == "create_model"
    assert isinstance(raised.value.__cause__, WriteRejectedError)
    assert "set_version" in str(raised.value)
    assert stored(datahub, MODEL) == before


async def test_another_version_set_is_a_conflict(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """A model does not move to another set by being created again."""
    await client.create_model("arima_model", version="1.0", version_set="airline")
    before = stored(datahub, MODEL)
    with pytest.raises(ConflictError, match="version set"):
        await client.create_model("arima_model", version="1.0", version_set="other")
    await client.create_model("arima_model", version="1.0")
    await client.create_model("arima_model", version="1.0", version_set="airline")
    assert stored(datahub, MODEL) == before


async def test_a_version_of_a_program_without_sets_counts(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """What others wrote only into the properties is a version as well."""
    await write(datahub, MODEL, {"mlModelProperties": {"version": {"versionTag": "1.0"}}})
    before = stored(datahub, MODEL)
    with pytest.raises(ConflictError, match=r"has version '1\.0', not '2\.0'"):
        await client.create_model("arima_model", version="2.0")
    assert stored(datahub, MODEL) == before
    await client.create_model("arima_model", version="1.0", alias="champion")
    model = await client.get_model(MODEL)
    assert (model.version, model.aliases) == ("1.0", ("champion",))
    assert model.version_set == default_version_set(MODEL)


async def test_a_version_of_a_program_without_properties_counts(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """What others wrote only into the version aspect is a version as well, in its own set."""
    versions = {
        "versionSet": "urn:li:versionSet:(foreign,mlModel)",
        "version": {"versionTag": "1.0"},
        "sortId": "AAAAAAAA",
        "versioningScheme": "ALPHANUMERIC_GENERATED_BY_DATAHUB",
    }
    await write(datahub, MODEL, {"versionProperties": versions})
    with pytest.raises(ConflictError):
        await client.create_model("arima_model", version="2.0")
    await client.create_model("arima_model", version="1.0", name="A")
    model = await client.get_model(MODEL)
    assert (model.version, model.name) == ("1.0", "A")
    assert model.version_set == "urn:li:versionSet:(foreign,mlModel)"


@pytest.mark.parametrize("noun", ["model", "model_group", "experiment"])
async def test_the_real_reason_of_a_refusal_is_told(
    client: DataHubMLClient, datahub: LocalDataHub, noun: str
) -> None:
    """An undefined structured property is what the error says, new entity or not."""
    arguments = {"version": "1.0"} if noun == "model" else {}
    create = getattr(client, f"create_{noun}")
    for _ in range(2):
        with pytest.raises(WriteRejectedError) as raised:
            await create("x", structured_properties={"p": 1}, **arguments)
        assert "Structured Property Definition" in raised.value.reason
        assert "structuredProperties" not in datahub.aspects(raised.value.urn)
        await create("x", **arguments)


async def test_versions_of_one_set(client: DataHubMLClient) -> None:
    """The latest is the greatest as people count, in whatever order they are created."""
    urns = {}
    for version in ("1.9", "1.10-rc1", "1.10", "1.2"):
        urns[version] = await client.create_model(
            f"arima_{version}", version=version, version_set="airline"
        )
    models = await client.get_many(urns.values())
    latest = {urn for urn, model in models.items() if getattr(model, "is_latest", False)}
    assert latest == {urns["1.10"]}
    sets = {getattr(model, "version_set", None) for model in models.values()}
    assert sets == {VersionSetUrn.build("airline", "mlModel")}


async def test_set_version(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """The version changes everywhere it is kept; set, aliases and the rest stay."""
    await client.create_model("arima_model", version="1.0", alias="champion", name="A")
    await client.set_version(MODEL, "1.1")
    model = await client.get_model(MODEL)
    assert (model.version, model.aliases, model.name) == ("1.1", ("champion",), "A")
    assert model.is_latest
    assert value_of(datahub, MODEL, "mlModelProperties")["version"] == {"versionTag": "1.1"}
    await client.create_model("arima_model", version="1.1")
    before = stored(datahub, MODEL)
    await client.set_version(MODEL, "1.1")
    assert stored(datahub, MODEL) == before


@pytest.mark.parametrize("version_set", ["airline", "urn:li:versionSet:(airline,mlModel)"])
async def test_set_version_moves_to_another_set(client: DataHubMLClient, version_set: str) -> None:
    """The set is given by id or URN."""
    await client.create_model("arima_model", version="1.0")
    await client.set_version(MODEL, "1.0", version_set=version_set)
    model = await client.get_model(MODEL)
    assert model.version_set == "urn:li:versionSet:(airline,mlModel)"


async def test_set_version_keeps_the_set_that_a_model_is_in(client: DataHubMLClient) -> None:
    """Without `version_set` a model stays among its siblings."""
    await client.create_model("arima_model", version="1.0", version_set="airline")
    await client.set_version(MODEL, "1.1")
    assert (await client.get_model(MODEL)).version_set == "urn:li:versionSet:(airline,mlModel)"


async def test_aliases(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """They come and go one by one; repeating and removing what is not there change nothing."""
    await client.create_model("arima_model", version="1.0", alias="champion")
    for alias in ("challenger", "a/b~c", "challenger"):
        await client.add_version_alias(MODEL, alias)
    assert set((await client.get_model(MODEL)).aliases or ()) == {
        "champion",
        "challenger",
        "a/b~c",
    }
    await client.remove_version_alias(MODEL, "champion")
    await client.remove_version_alias(MODEL, "a/b~c")
    before = stored(datahub, MODEL)
    await client.remove_version_alias(MODEL, "champion")
    assert stored(datahub, MODEL) == before
    assert (await client.get_model(MODEL)).aliases == ("challenger",)


async def test_an_alias_needs_a_version(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """DataHub refuses it, and says why."""
    await write(datahub, MODEL, {"mlModelProperties": {"name": "A"}})
    with pytest.raises(WriteRejectedError) as raised:
        await client.add_version_alias(MODEL, "champion")
    assert raised.value.aspect == "versionProperties"


async def test_update(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Only what is passed changes; entries are added or replaced by name."""
    await client.create_model(
        "arima_model",
        version="1.0",
        name="A",
        description="d",
        training_metrics={"accuracy": 0.9, "recall": 1},
        hyper_params={"depth": 3},
        custom_properties={"team": "a", "tier": "1"},
        plain_tags=["x"],
    )
    untouched = stored(datahub, MODEL)["versionProperties"]
    await client.update_model(
        MODEL,
        name="B",
        type="SARIMA",
        last_modified=WHEN,
        training_metrics={"accuracy": 0.95},
        hyper_params={"rate": 0.1},
        custom_properties={"team": "b"},
        external_url="https://x",
        plain_tags=["y"],
    )
    model = await client.get_model(MODEL)
    assert model == MLModel(
        urn=MODEL,
        version="1.0",
        name="B",
        description="d",
        type="SARIMA",
        last_modified=WHEN,
        training_metrics={"accuracy": 0.95, "recall": 1},
        hyper_params={"depth": 3, "rate": 0.1},
        custom_properties={"team": "b", "tier": "1"},
        external_url="https://x",
        plain_tags=["x", "y"],
    )
    assert stored(datahub, MODEL)["versionProperties"] == untouched


async def test_a_missing_model(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Reading and changing it say so, and create no stub."""
    for call in (
        client.get_model(MODEL),
        client.runs_of_model(MODEL),
        client.update_model(MODEL, name="x"),
        client.set_version(MODEL, "1.0"),
        client.add_version_alias(MODEL, "x"),
        client.remove_version_alias(MODEL, "x"),
    ):
        with pytest.raises(EntityNotFoundError) as raised:
            await call
        assert raised.value.urn == MODEL
    assert datahub.aspects(MODEL) == {}
