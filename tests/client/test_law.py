"""The law of this library: what is written reads back, and writing it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql.entities import Dataset, Entity, MLExperiment, MLModel, MLModelGroup
from tests.client.written import definable, events, stored
from tests.strategies import (
    datasets,
    entities,
    experiments,
    model_groups,
    models,
    training_runs,
)

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

# Every example begins with a reset, so sharing the server is fine.
LAW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def read(client: DataHubMLClient, entity: AnyEntity) -> Entity:
    """Read an entity by the call of its noun."""
    match entity:
        case MLModelGroup():
            return await client.get_model_group(entity.urn)
        case MLModel():
            return await client.get_model(entity.urn)
        case MLExperiment():
            return await client.get_experiment(entity.urn)
        case Dataset():
            return await client.get_dataset(entity.urn)
        case _:
            return await client.get_training_run(entity.urn)


async def check_law(datahub: LocalDataHub, drawn: AnyEntity) -> None:
    """Write, read, write again, read again."""
    client = datahub.client
    datahub.reset()
    (entity,) = await definable(datahub, drawn)
    await client.create(entity)
    assert await read(client, entity) == entity
    before = stored(datahub, entity.urn)
    happened = None if drawn.urn.kind != "dataProcessInstance" else await events(datahub, drawn.urn)
    await client.create(entity)
    assert stored(datahub, entity.urn) == before
    if happened is not None:
        assert await events(datahub, entity.urn) == happened


@given(entity=model_groups())
@LAW
async def test_a_group_reads_back(datahub: LocalDataHub, entity: MLModelGroup) -> None:
    """A group equals what was described; creating it again leaves values and versions alone."""
    await check_law(datahub, entity)


@given(entity=models())
@LAW
async def test_a_model_reads_back(datahub: LocalDataHub, entity: MLModel) -> None:
    """A model equals what was described; creating it again leaves values and versions alone."""
    await check_law(datahub, entity)


@given(entity=experiments())
@LAW
async def test_an_experiment_reads_back(datahub: LocalDataHub, entity: MLExperiment) -> None:
    """An experiment equals what was described; creating it again changes nothing."""
    await check_law(datahub, entity)


@given(entity=training_runs())
@LAW
async def test_a_run_reads_back(datahub: LocalDataHub, entity: AnyEntity) -> None:
    """A run equals what was described; creating it again leaves aspects and events alone."""
    await check_law(datahub, entity)


@given(entity=datasets())
@LAW
async def test_a_dataset_reads_back(datahub: LocalDataHub, entity: Dataset) -> None:
    """A data set equals what was described; creating it again changes nothing."""
    await check_law(datahub, entity)


@given(drawn=st.lists(entities(), min_size=1, max_size=4, unique_by=lambda each: each.urn))
@settings(LAW, max_examples=20)
async def test_many_read_as_each_by_itself(datahub: LocalDataHub, drawn: list[AnyEntity]) -> None:
    """`get_many` shows every entity as the call of its noun does, and what was described."""
    client = datahub.client
    datahub.reset()
    described = await definable(datahub, *drawn)
    for each in described:
        await client.create(each)
    found = await client.get_many([each.urn for each in described])
    assert list(found.values()) == described
    assert list(found) == [each.urn for each in described]
    for each in described:
        assert repr(found[each.urn]) == repr(await read(client, each))


@given(drawn=st.lists(entities(), min_size=1, max_size=4, unique_by=lambda each: each.urn))
@settings(LAW, max_examples=20)
async def test_searches_find_equal_entities(datahub: LocalDataHub, drawn: list[AnyEntity]) -> None:
    """What `find_…` yields equals what was described."""
    client = datahub.client
    datahub.reset()
    described = await definable(datahub, *drawn)
    for each in described:
        await client.create(each)
    found: dict[str, Entity] = {}
    for search in (
        client.find_models(),
        client.find_model_groups(),
        client.find_experiments(),
        client.find_training_runs(),
    ):
        async for entity in search:
            found[entity.urn] = entity
    searched = [each for each in described if not isinstance(each, Dataset)]
    assert {each.urn: each for each in searched} == found


async def test_repeating_is_harmless_however_often(datahub: LocalDataHub) -> None:
    """The second attempt of a create is as harmless as the fifth: nothing has a second version."""
    for _ in range(5):
        urn = await datahub.client.create_experiment("e", description="what it is")
    assert {version for _, version in stored(datahub, urn).values()} == {1}
