"""Whether entities exist; reading many; hiding and showing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import Dataset, MLModel, MLModelGroup
from mldh_graphql.errors import (
    EntityNotFoundError,
    GraphQLError,
    ServerError,
    WriteRejectedError,
)
from mldh_graphql.urns import DatasetUrn, MLModelGroupUrn, MLModelUrn, TagUrn
from tests.client.written import stored, write

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

MODEL = MLModelUrn.build("m")
GROUP = MLModelGroupUrn.build("g")
DATASET = DatasetUrn.build("d", "s3")


async def test_exists(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """Of any kind; hidden ones exist, those that are only linked to do not."""
    await client.create_model("m", version="1", groups=[GROUP])
    await write(datahub, "urn:li:tag:t", {"tagProperties": {"name": "t"}})
    assert await client.exists(MODEL)
    assert await client.exists("urn:li:tag:t")
    assert not await client.exists(GROUP)
    await client.soft_delete(MODEL)
    assert await client.exists(MODEL)


async def test_many(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """In the order of the question, each once, of any noun, in one request."""
    for entity in (MLModel(urn=MODEL, version="1"), MLModelGroup(urn=GROUP), Dataset(urn=DATASET)):
        await client.create(entity)
    asked = len(datahub.requests)
    found = await client.get_many(iter([str(DATASET), MODEL, GROUP, MODEL]))
    assert list(found) == [DATASET, MODEL, GROUP]
    assert [type(entity) for entity in found.values()] == [Dataset, MLModel, MLModelGroup]
    assert len(datahub.requests) == asked + 1


async def test_very_many(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """A hundred in a request, none lost at the edges."""
    urns = [MLModelGroupUrn.build(f"g{number}") for number in range(201)]
    for urn in urns:
        await client.create(MLModelGroup(urn=urn))
    asked = len(datahub.requests)
    assert list(await client.get_many(urns)) == urns
    assert len(datahub.requests) == asked + 3


async def test_many_of_which_some_are_missing(client: DataHubMLClient) -> None:
    """The first one that is missing is named, the others counted; or they are left out."""
    await client.create_model("m", version="1", groups=[GROUP])
    with pytest.raises(EntityNotFoundError, match="nor 1 more of them") as raised:
        await client.get_many([MODEL, GROUP, DATASET])
    assert raised.value.urn == GROUP
    with pytest.raises(EntityNotFoundError, match="missing_ok=True"):
        await client.get_many([TagUrn.build("t")])
    assert list(await client.get_many([MODEL, GROUP, DATASET], missing_ok=True)) == [MODEL]


async def test_hiding_and_showing(client: DataHubMLClient, datahub: LocalDataHub) -> None:
    """What is hidden loses nothing, and says that it is hidden; doing it twice changes nothing."""
    await client.create_model("m", version="1", tags=["t"])
    await client.create_model_group("g")
    before = await client.get_model(MODEL)
    for _ in range(2):
        await client.soft_delete(MODEL, GROUP, MODEL)
    hidden = await client.get_model(MODEL)
    assert hidden.removed
    assert hidden == before
    assert (await client.get_model_group(GROUP)).removed
    await client.create_model("m", version="1")
    assert (await client.get_model(MODEL)).removed
    for _ in range(2):
        await client.restore(MODEL, GROUP)
    assert not (await client.get_model(MODEL)).removed
    assert not (await client.get_model_group(GROUP)).removed
    assert stored(datahub, MODEL)["globalTags"][1] == 1


@pytest.mark.parametrize("way", ["soft_delete", "restore"])
async def test_hiding_what_is_missing(
    client: DataHubMLClient, datahub: LocalDataHub, way: str
) -> None:
    """All or none, and no stub."""
    await client.create_model("m", version="1")
    before = stored(datahub, MODEL)
    with pytest.raises(EntityNotFoundError) as raised:
        await getattr(client, way)(MODEL, GROUP)
    assert raised.value.urn == GROUP
    assert stored(datahub, MODEL) == before
    assert datahub.aspects(GROUP) == {}


async def test_hiding_many(client: DataHubMLClient) -> None:
    """More than one request takes."""
    urns = [MLModelGroupUrn.build(f"g{number}") for number in range(101)]
    for urn in urns:
        await client.create(MLModelGroup(urn=urn))
    await client.soft_delete(*urns)
    found = await client.get_many(urns)
    assert all(entity.removed for entity in found.values())


async def test_an_answer_that_is_not_true_is_a_refusal(
    client: DataHubMLClient, datahub: LocalDataHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DataHub may answer the mutation with false or null."""
    await client.create_model("m", version="1")
    operations = client._session.operations
    exists = operations.entity_exists

    async def then_false(urn: str) -> object:
        found = await exists(urn)
        datahub.answer_next(200, '{"data": {"batchUpdateSoftDeleted": false}}')
        return found

    monkeypatch.setattr(operations, "entity_exists", then_false)
    with pytest.raises(WriteRejectedError) as raised:
        await client.soft_delete(MODEL)
    assert raised.value.urn == MODEL


async def test_one_broken_entity_of_many_is_an_error(
    client: DataHubMLClient, datahub: LocalDataHub
) -> None:
    """DataHub fails for the whole batch; nothing is passed off as missing."""
    datahub.answer_next(
        200,
        '{"data": {"entities": null}, "errors": [{"message": "An unknown error occurred.",'
        ' "path": ["entities"], "extensions": {"code": 500, "type": "SERVER_ERROR"}}]}',
    )
    with pytest.raises(GraphQLError) as raised:
        await client.get_many([MODEL], missing_ok=True)
    assert isinstance(raised.value, ServerError)
