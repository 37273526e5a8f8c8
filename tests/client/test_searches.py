"""Finding entities: filters, pages, hidden ones, the lag of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from mldh_graphql.entities import MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn
from tests.client.written import write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity
    from mldh_graphql.local import LocalDataHub

_T = TypeVar("_T", bound="Entity")


async def names(search: AsyncIterator[_T]) -> list[str]:
    """What a search yields, by the names in the URNs."""
    return sorted([entity.urn.display_name async for entity in search])


async def test_everything_is_found(client: DataHubMLClient) -> None:
    """Each noun by its own call."""
    await client.create_model("m", version="1")
    await client.create_model_group("g")
    await client.create_experiment("e")
    await client.create_training_run("r")
    await client.create_dataset("d", platform="s3")
    assert await names(client.find_models()) == ["m"]
    assert await names(client.find_model_groups()) == ["g"]
    assert await names(client.find_experiments()) == ["e"]
    assert await names(client.find_training_runs()) == ["r"]
    assert await names(client.find_datasets()) == ["d"]


async def test_data_sets_are_found_by_what_is_known_of_them(client: DataHubMLClient) -> None:
    """Words, platform, tag and property; hidden ones only when asked for."""
    urn = await client.create_dataset(
        "iris", platform="s3", tags=["gold"], custom_properties={"team": "a"}
    )
    await client.create_dataset("flights", platform="snowflake")

    assert await names(client.find_datasets("iris")) == ["iris"]
    assert await names(client.find_datasets(platform="snowflake")) == ["flights"]
    assert await names(client.find_datasets(tag="gold")) == ["iris"]
    assert await names(client.find_datasets(custom_property=("team", "a"))) == ["iris"]
    await client.soft_delete(urn)
    assert await names(client.find_datasets(page_size=1)) == ["flights"]
    assert await names(client.find_datasets(include_soft_deleted=True)) == ["flights", "iris"]


async def test_versions_that_are_not_the_latest_are_found(client: DataHubMLClient) -> None:
    """DataHub hides them unless asked."""
    for version in ("1", "2", "3"):
        await client.create_model(f"m{version}", version=version, version_set="m")
    assert await names(client.find_models()) == ["m1", "m2", "m3"]


async def test_by_words(client: DataHubMLClient) -> None:
    """The query is DataHub's."""
    await client.create_model("m1", version="1", name="airline forecast")
    await client.create_model("m2", version="1", name="iris")
    assert await names(client.find_models("airline")) == ["m1"]


async def test_by_platform(client: DataHubMLClient) -> None:
    """By name or URN; for runs and experiments it is an aspect."""
    for platform in ("mlflow", "vertexai"):
        await client.create_model("m", version="1", platform=platform)
        await client.create_model_group("g", platform=platform)
        await client.create_experiment(f"e {platform}", platform=platform)
        await client.create_training_run(f"r {platform}", platform=platform)
    vertex = "urn:li:dataPlatform:vertexai"
    models = [model async for model in client.find_models(platform="vertexai")]
    assert [model.urn.platform for model in models] == [vertex]
    groups = [group async for group in client.find_model_groups(platform=vertex)]
    assert [group.urn.platform for group in groups] == [vertex]
    assert await names(client.find_experiments(platform="vertexai")) == ["e vertexai"]
    assert await names(client.find_training_runs(platform=vertex)) == ["r vertexai"]


async def test_by_tag(client: DataHubMLClient) -> None:
    """By name or URN, and together with other filters."""
    await client.create_model("m1", version="1", tags=["a", "b"])
    await client.create_model("m2", version="1", tags=["b"], platform="vertexai")
    await client.create_model_group("g", tags=["a"])
    await client.create_experiment("e", tags=["a"])
    assert await names(client.find_models(tag="a")) == ["m1"]
    assert await names(client.find_models(tag="urn:li:tag:b")) == ["m1", "m2"]
    assert await names(client.find_models(tag="b", platform="vertexai")) == ["m2"]
    assert await names(client.find_model_groups(tag="a")) == ["g"]
    assert await names(client.find_model_groups(tag="b")) == []
    assert await names(client.find_experiments(tag="a")) == ["e"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("team", "forecasting", id="plain"),
        pytest.param("a=b", "c=d", id="equals signs"),
        pytest.param("k", "", id="empty value"),
        pytest.param("a b", 'with "quotes" (and) *stars*', id="query syntax"),
        pytest.param("ключ", "值😀", id="unicode"),
    ],
)
async def test_by_custom_property(client: DataHubMLClient, key: str, value: str) -> None:
    """A key with exactly this value, in any noun."""
    wanted, other = {key: value, "x": "y"}, {key: "another", "k2": value}
    for name, properties in (("yes", wanted), ("no", other)):
        await client.create_model(name, version="1", custom_properties=properties)
        await client.create_model_group(name, custom_properties=properties)
        await client.create_experiment(name, custom_properties=properties)
        await client.create_training_run(name, custom_properties=properties)
    pair = (key, value)
    assert await names(client.find_models(custom_property=pair)) == ["yes"]
    assert await names(client.find_model_groups(custom_property=pair)) == ["yes"]
    assert await names(client.find_experiments(custom_property=pair)) == ["yes"]
    assert await names(client.find_training_runs(custom_property=pair)) == ["yes"]


async def test_models_by_group_and_experiment(client: DataHubMLClient) -> None:
    """A model belongs to the experiment of a run that trained it."""
    group = await client.create_model_group("g")
    experiment = await client.create_experiment("e")
    inside = await client.create_training_run("inside", experiment=experiment)
    outside = await client.create_training_run("outside")
    await client.create_model("both", version="1", groups=[group], training_runs=[outside, inside])
    await client.create_model("grouped", version="1", groups=[group], training_runs=[outside])
    await client.create_model("trained", version="1", training_runs=[inside])
    await client.create_model("alone", version="1")
    assert await names(client.find_models(group=group)) == ["both", "grouped"]
    assert await names(client.find_models(experiment=experiment)) == ["both", "trained"]
    assert await names(client.find_models(group=group, experiment=experiment)) == ["both"]
    assert await names(client.find_models(group=MLModelGroupUrn.build("other"))) == []


async def test_runs_by_experiment(client: DataHubMLClient) -> None:
    """And nothing else that is in the container."""
    experiment = await client.create_experiment("e/ä,b")
    for name in ("a", "b"):
        await client.create_training_run(name, experiment=experiment)
    await client.create_training_run("c")
    assert await names(client.find_training_runs(experiment=experiment)) == ["a", "b"]
    assert await names(client.find_training_runs(experiment=ExperimentUrn.build("none"))) == []


async def test_models_of_a_missing_experiment(client: DataHubMLClient) -> None:
    """It is an error when it is asked, not an empty answer."""
    search = client.find_models(experiment=ExperimentUrn.build("none"))
    with pytest.raises(EntityNotFoundError):
        await anext(search)


async def test_other_containers_are_no_experiments(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """Databases are containers as well."""
    await client.create_experiment("e")
    await write(
        datahub,
        "urn:li:container:db",
        {"containerProperties": {"name": "db"}, "subTypes": {"typeNames": ["Database"]}},
    )
    assert await names(client.find_experiments()) == ["e"]


async def test_hidden_ones_are_left_out(client: DataHubMLClient) -> None:
    """Unless they are asked for; they say that they are hidden."""
    shown = await client.create_model("shown", version="1")
    hidden = await client.create_model("hidden", version="1")
    run = await client.create_training_run("r")
    await client.soft_delete(hidden, run)
    assert [model.urn async for model in client.find_models()] == [shown]
    found = {
        model.urn: model.removed async for model in client.find_models(include_soft_deleted=True)
    }
    assert found == {shown: False, hidden: True}
    assert await names(client.find_training_runs()) == []
    assert await names(client.find_training_runs(include_soft_deleted=True)) == ["r"]
    await client.restore(hidden, run)
    assert await names(client.find_models()) == ["hidden", "shown"]


@pytest.mark.parametrize("page_size", [1, 3, 7, 8, 1000])
async def test_pages(client: DataHubMLClient, datahub: LocalDataHub, page_size: int) -> None:
    """Every entity comes once, whatever the size of a page."""
    for number in range(7):
        await client.create(MLModelGroup(urn=MLModelGroupUrn.build(f"g{number}")))
    asked = len(datahub.requests)
    found = await names(client.find_model_groups(page_size=page_size))
    assert found == [f"g{number}" for number in range(7)]
    assert -(-7 // page_size) <= len(datahub.requests) - asked <= 7 // page_size + 1


async def test_stopping_stops_asking(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Nothing is asked before the first entity is wanted, and no page after the last one."""
    for number in range(10):
        await client.create(MLTrainingRun(urn=TrainingRunUrn.build(f"r{number}")))
    asked = len(datahub.requests)
    search = client.find_training_runs(page_size=2)
    assert len(datahub.requests) == asked
    seen = 0
    async for _ in search:
        seen += 1
        if seen == 3:
            break
    assert len(datahub.requests) == asked + 2


async def test_an_entity_that_moves_between_pages_comes_once(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """What is written while pages are read may be on two of them."""
    for number in range(3):
        await client.create(MLModel(urn=MLModelUrn.build(f"m{number}"), version="1"))
    found = []
    async for model in client.find_models(page_size=1):
        found.append(model.urn)
        await client.set_name(model.urn, "renamed")
    assert len(found) == len(set(found)) == 3
    assert datahub.requests


async def test_the_index_lags(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """What was written just now is found when the index has it."""
    datahub.index_lag = 3600.0
    urn = await client.create_model("m", version="1")
    assert await names(client.find_models()) == []
    assert (await client.get_model(urn)).version == "1"
    assert list(await client.get_many([urn])) == [urn]
    datahub.flush_index()
    assert await names(client.find_models()) == ["m"]
