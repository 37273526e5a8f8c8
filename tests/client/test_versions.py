"""Sets of versions: read them, and let DataHub number them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql import (
    BadRequestError,
    EntityNotFoundError,
    InvalidUrnError,
    LocalDataHub,
    MLModelUrn,
    ServerError,
    UnsupportedServerError,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mldh_graphql import DataHubMLClient

NOTHING = MLModelUrn.build("nothing")


@pytest.fixture
async def client() -> AsyncIterator[DataHubMLClient]:
    """A DataHub on which DataHub's own versioning is switched on."""
    async with LocalDataHub(entity_versioning=True) as datahub:
        yield datahub.client


async def test_versions_of_a_set_come_latest_first(client: DataHubMLClient) -> None:
    """A set lists its versions as people count, and knows the latest of them."""
    urns = [
        await client.create_model(f"arima_{version}", version=version, version_set="arima")
        for version in ("1.9", "1.10", "1.2")
    ]

    assert await client.versions_of_set("arima") == (urns[1], urns[0], urns[2])
    assert await client.latest_version("arima") == urns[1]


async def test_a_set_of_many_versions_is_read_page_by_page(client: DataHubMLClient) -> None:
    """No version is left out where the set has more than one page."""
    urns = {
        await client.create_model(f"arima_{number}", version=str(number), version_set="arima")
        for number in range(120)
    }

    assert set(await client.versions_of_set("arima")) == urns


async def test_sets_that_do_not_exist_are_errors(client: DataHubMLClient) -> None:
    """Neither a latest version nor versions are made up for a set that nobody made."""
    with pytest.raises(EntityNotFoundError):
        await client.latest_version("nothing")
    with pytest.raises(EntityNotFoundError):
        await client.versions_of_set("nothing")
    with pytest.raises(InvalidUrnError):
        await client.latest_version(NOTHING)


async def test_datahub_numbers_the_versions_that_it_links(client: DataHubMLClient) -> None:
    """The model linked last is the latest, whatever its version is called."""
    models = []
    for name in ("first", "second"):
        model = await client.create_experiment(name)  # a container is no model
        with pytest.raises(InvalidUrnError):
            await client.link_asset_version(model_urn=model, version_set="s", version="1")  # type: ignore[arg-type]  # on purpose
        urn = MLModelUrn.build(name)
        await client.add_run_to_model(model_urn=urn, run_urn=await client.create_training_run(name))
        await client.link_asset_version(
            model_urn=urn, version_set="arima", version=name, comment=f"the {name} one"
        )
        models.append(urn)

    assert await client.latest_version("arima") == models[1]
    second = await client.get_model(models[1])
    assert (second.version, second.version_comment) == ("second", "the second one")
    stored = await client.raw_aspects(models[1], "versionProperties")
    assert stored["versionProperties"]["sortId"] == "AAAAAAAB"  # type: ignore[index,call-overload]  # an object

    await client.unlink_asset_version(model_urn=models[1], version_set="arima")
    assert (await client.get_model(models[1])).version is None
    assert await client.latest_version("arima") == models[0]


async def test_linking_and_unlinking_again_change_nothing(client: DataHubMLClient) -> None:
    """DataHub answers null for what is so already, and that is no error."""
    run = await client.create_training_run("run")
    model = MLModelUrn.build("model")
    await client.add_run_to_model(model_urn=model, run_urn=run)

    for _ in range(2):
        await client.link_asset_version(model_urn=model, version_set="set", version="1")
    assert (await client.get_model(model)).version == "1"

    for _ in range(2):
        await client.unlink_asset_version(model_urn=model, version_set="set")
    assert (await client.get_model(model)).version is None


async def test_other_sets_are_refused(client: DataHubMLClient) -> None:
    """A model stays in its set, and a set stays with its way of counting."""
    model = await client.create_model("model", version="1", version_set="counted")

    with pytest.raises(ServerError):
        await client.link_asset_version(model_urn=model, version_set="other", version="2")
    with pytest.raises(BadRequestError):
        await client.unlink_asset_version(model_urn=model, version_set="other")

    run = await client.create_training_run("run")
    new = MLModelUrn.build("new")
    await client.add_run_to_model(model_urn=new, run_urn=run)
    with pytest.raises((BadRequestError, ServerError)):
        await client.link_asset_version(model_urn=new, version_set="counted", version="2")


async def test_missing_models_are_not_linked(client: DataHubMLClient) -> None:
    """DataHub would create an empty model."""
    with pytest.raises(EntityNotFoundError):
        await client.link_asset_version(model_urn=NOTHING, version_set="set", version="1")
    with pytest.raises(EntityNotFoundError):
        await client.unlink_asset_version(model_urn=NOTHING, version_set="set")

    assert not await client.exists(NOTHING)


async def test_a_server_without_versioning_is_named() -> None:
    """The flag is off by default, and DataHub itself says nothing about it."""
    async with LocalDataHub() as datahub:
        client = datahub.client
        run = await client.create_training_run("run")
        model = MLModelUrn.build("model")
        await client.add_run_to_model(model_urn=model, run_urn=run)

        with pytest.raises(UnsupportedServerError, match="entityVersioning"):
            await client.link_asset_version(model_urn=model, version_set="set", version="1")
        await client.unlink_asset_version(model_urn=model, version_set="set")

        versioned = await client.create_model("versioned", version="1", version_set="set")
        with pytest.raises(UnsupportedServerError, match="entityVersioning"):
            await client.unlink_asset_version(model_urn=versioned, version_set="set")


async def test_raw_aspects_are_those_that_are_stored(client: DataHubMLClient) -> None:
    """All aspects or some are shown; what is not there is left out, of entities that are."""
    model = await client.create_model("model", version="1.0")

    some = await client.raw_aspects(model, "versionProperties", "globalTags")
    everything = await client.raw_aspects(model)

    assert list(some) == ["versionProperties"]
    assert {"versionProperties", "mlModelProperties", "mlModelKey"} <= everything.keys()
    assert await client.raw_aspects(model, "globalTags") == {}
    with pytest.raises(EntityNotFoundError):
        await client.raw_aspects(NOTHING, "versionProperties")
