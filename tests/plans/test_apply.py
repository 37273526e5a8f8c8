"""Apply: concurrent writers, refusals, lost answers, and what the report says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql import ClientConfig, DataHubMLClient, LocalDataHub, Retries
from mldh_graphql.changes import AspectPatch
from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    Link,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
)
from mldh_graphql.errors import BulkWriteError, ConflictError
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    OwnershipTypeUrn,
    TrainingRunUrn,
)
from tests.plans.systems import changed
from tests.verification.systems import delete, put

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mldh_graphql.changes import AnyEntity

GROUP = MLModelGroupUrn.build("g")
MODEL = MLModelUrn.build("m")
EXPERIMENT = ExperimentUrn.build("e")
RUN = TrainingRunUrn.build("r")
DATA = DatasetUrn.build("d", "s3")


@pytest.fixture
async def datahub() -> AsyncIterator[LocalDataHub]:
    """An empty DataHub."""
    async with LocalDataHub() as datahub:
        yield datahub


FULL: list[AnyEntity] = [
    MLModelGroup(urn=GROUP, name="old", description="old", external_url="old", domain="old"),
    MLModel(
        urn=MODEL,
        version="1",
        version_comment="old",
        type="old",
        created=AuditStamp(1, "old"),
        custom_properties={"a/b": "old"},
        hyper_params={"p": "old"},
        training_metrics={"m": "old"},
        links=[Link("u", "old")],
        owners=[Owner("o", OwnershipTypeUrn.build("old"))],
    ),
    MLExperiment(urn=EXPERIMENT, name="old", last_modified=1, platform="old"),
    MLTrainingRun(urn=RUN, name="old", id="old", experiment=EXPERIMENT, external_url="old"),
    Dataset(urn=DATA, qualified_name="old", created=1),
]

SINGLE_VALUES = [
    pytest.param(0, {"name": "{}"}, "name", id="name"),
    pytest.param(0, {"description": "{}"}, "description", id="description"),
    pytest.param(0, {"external_url": "{}"}, "external_url", id="external_url"),
    pytest.param(0, {"domain": "{}"}, "domain", id="domain"),
    pytest.param(1, {"version_comment": "{}"}, "version_comment", id="version comment"),
    pytest.param(1, {"type": "{}"}, "type", id="type"),
    pytest.param(1, {"created": AuditStamp(1, "{}")}, "created", id="stamp"),
    pytest.param(1, {"custom_properties": {"a/b": "{}"}}, "custom_properties", id="property"),
    pytest.param(1, {"hyper_params": {"p": "{}"}}, "hyper_params", id="param"),
    pytest.param(1, {"training_metrics": {"m": "{}"}}, "training_metrics", id="metric"),
    pytest.param(1, {"links": [Link("u", "{}")]}, "links", id="link"),
    pytest.param(1, {"owners": [Owner("o", OwnershipTypeUrn.build("{}"))]}, "owners", id="owner"),
    pytest.param(2, {"name": "{}"}, "name", id="experiment's name"),
    pytest.param(2, {"last_modified": AuditStamp(1, "{}")}, "last_modified", id="last modified"),
    pytest.param(2, {"platform": "{}"}, "platform", id="platform"),
    pytest.param(3, {"name": "{}"}, "name", id="run's name"),
    pytest.param(3, {"id": "{}"}, "id", id="run's id"),
    pytest.param(3, {"experiment": "urn:li:container:{}"}, "experiment", id="experiment"),
    pytest.param(3, {"external_url": "{}"}, "external_url", id="run's url"),
    pytest.param(4, {"qualified_name": "{}"}, "qualified_name", id="qualified name"),
    pytest.param(4, {"created": AuditStamp(1, "{}")}, "created", id="data set's stamp"),
]


def with_value(entity: AnyEntity, values: dict[str, object], text: str) -> AnyEntity:
    """The entity with the text in all of the values."""

    def put_in(value: object) -> object:
        match value:
            case str():
                return value.replace("{}", text)
            case dict():
                return {key: put_in(each) for key, each in value.items()}
            case AuditStamp():
                return AuditStamp(value.time, text)
            case [Link(url=url)]:
                return [Link(url, text)]
            case [Owner(urn=urn)]:
                return [Owner(urn, OwnershipTypeUrn.build(text))]
            case _:
                raise AssertionError(value)

    return changed(entity, **{name: put_in(value) for name, value in values.items()})


@pytest.mark.parametrize("existing", [True, False], ids=["changed", "new"])
@pytest.mark.parametrize(("index", "values", "field"), SINGLE_VALUES)
async def test_a_value_that_somebody_changed_since_the_plan_is_left_alone(
    datahub: LocalDataHub, index: int, values: dict[str, object], field: str, *, existing: bool
) -> None:
    """The error names the field, what the plan saw, and what is there; the others are written."""
    client = datahub.client
    before, theirs, ours = (
        with_value(FULL[index], values, text) for text in ("old", "theirs", "ours")
    )
    if existing:
        (await client.apply(MLSystem.of(before))).raise_for_failures()
    bystander = Dataset(urn=DatasetUrn.build("other", "s3"), name="Other")
    plan = await client.plan(MLSystem.of(ours, bystander))
    (await client.apply(MLSystem.of(theirs))).raise_for_failures()

    with pytest.raises(ConflictError) as caught:
        await client.apply(plan)

    error = caught.value
    assert error.urn == ours.urn
    assert error.data is not None
    assert error.data["field"] == field
    assert "theirs" in str(error.data["current"])
    assert "theirs" in error.reason
    assert "ours" in str(error.data["wanted"])
    assert ("old" in str(error.data["seen"])) == existing
    now = await client.get_many([ours.urn, bystander.urn])
    assert now[ours.urn] == theirs
    assert now[bystander.urn] == bystander


async def test_others_may_add_to_lists_at_the_same_time(datahub: LocalDataHub) -> None:
    """Both are there afterwards."""
    client = datahub.client
    model = MLModel(urn=MODEL, version="1", tags=["a"], groups=[GROUP], hyper_params={"a": 1})
    (await client.apply(MLSystem.of(model))).raise_for_failures()
    plan = await client.plan(MLSystem.of(changed(model, tags=["a", "ours"], hyper_params={"b": 1})))
    await client.add_tag(MODEL, "theirs")
    await client.set_hyper_param(MODEL, "c", 1)

    (await client.apply(plan)).raise_for_failures()

    now = await client.get_model(MODEL)
    assert {tag.id for tag in now.tags or ()} == {"a", "ours", "theirs"}
    assert {param.name for param in now.hyper_params or ()} == {"a", "b", "c"}


async def test_the_same_value_from_somebody_else_is_no_conflict(datahub: LocalDataHub) -> None:
    """DataHub is as described, so there is nothing to write."""
    client = datahub.client
    await client.create_model_group("g", name="old")
    plan = await client.plan(MLSystem.of(MLModelGroup(urn=GROUP, name="new")))
    await client.set_name(GROUP, "new")

    report = await client.apply(plan)

    report.raise_for_failures()
    assert report.written == ()
    assert report.bulk.unchanged == (GROUP,)


async def test_a_plan_may_be_applied_twice(datahub: LocalDataHub) -> None:
    """What it creates is there already the second time."""
    client = datahub.client
    plan = await client.plan(MLSystem.of(*FULL))
    (await client.apply(plan)).raise_for_failures()

    report = await client.apply(plan)

    report.raise_for_failures()
    assert not await client.plan(MLSystem.of(*FULL))


async def test_an_entity_that_was_deleted_since_the_plan_is_a_conflict(
    datahub: LocalDataHub,
) -> None:
    """Half of it is not written."""
    client = datahub.client
    await client.create_model_group("g", name="old")
    plan = await client.plan(MLSystem.of(MLModelGroup(urn=GROUP, name="new")))
    await delete(datahub, GROUP)

    with pytest.raises(ConflictError, match="is nothing now"):
        await client.apply(plan)

    assert not await client.exists(GROUP)


async def test_many_conflicts_are_one_error(datahub: LocalDataHub) -> None:
    """It is about the first, and names some of the others."""
    client = datahub.client
    groups = [
        MLModelGroup(urn=MLModelGroupUrn.build(f"g{n}"), name="ours", description="ours")
        for n in range(6)
    ]
    plan = await client.plan(MLSystem.of(*groups))
    for group in groups:
        await client.create(changed(group, name="theirs", description="theirs"))

    with pytest.raises(ConflictError) as caught:
        await client.apply(plan)

    assert caught.value.urn == groups[0].urn
    assert "so are 1 more of its fields" in caught.value.reason
    assert f"In conflict too: {groups[1].urn}" in caught.value.reason
    assert "and 2 more" in caught.value.reason


async def test_what_datahub_refuses_is_reported_and_the_others_are_written(
    datahub: LocalDataHub,
) -> None:
    """Structured properties must have been defined by an administrator."""
    client = datahub.client
    bad = [
        MLModelGroup(urn=MLModelGroupUrn.build(f"bad{n}"), structured_properties={"x": "y"})
        for n in range(7)
    ]
    system = MLSystem.of(*bad, MLModelGroup(urn=GROUP))

    report = await client.apply(system)

    assert report.written == (GROUP,)
    assert {item.urn for item in report.failed} == {group.urn for group in bad}
    assert str(report).startswith("1 written, 0 unchanged, 7 failed in")
    assert str(report).endswith("and 2 more in .failed")
    with pytest.raises(BulkWriteError, match="x"):
        report.raise_for_failures()


async def test_how_datahub_stores_a_value_does_not_matter(datahub: LocalDataHub) -> None:
    """A guard may miss what another program wrote in its own way; the value decides."""
    client = datahub.client
    await put(
        datahub,
        MODEL,
        "mlModelProperties",
        {
            "version": {"versionTag": "1"},
            "created": {"time": 1, "actor": "urn:li:corpuser:unknown"},
        },
    )
    await put(datahub, MODEL, "domains", {"domains": ["urn:li:domain:a", "urn:li:domain:b"]})
    system = MLSystem.of(MLModel(urn=MODEL, version="1", created=2, domain="c"))

    (await client.apply(system)).raise_for_failures()

    assert not await client.plan(system)


class LosesAnswers(httpx.AsyncBaseTransport):
    """Lets every patch through once and answers that the server is too busy."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport
        self._lost: set[bytes] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Forward the request; say 503 for the first time of each patch."""
        body = request.content
        response = await self._transport.handle_async_request(request)
        if b"patchEntities" in body and body not in self._lost:
            await response.aread()
            self._lost.add(body)
            return httpx.Response(503, text="too busy")
        return response


async def test_a_lost_answer_is_no_conflict(datahub: LocalDataHub) -> None:
    """The repetition is refused by its own guards, and what is there is as described."""
    config = ClientConfig(
        server=datahub.url,
        token=datahub.client.config.token,
        retries=Retries(attempts=3, first_wait=0.001, longest_wait=0.002),
    )
    transport = LosesAnswers(datahub.transport)
    async with DataHubMLClient(config=config, transport=transport) as client:
        system = MLSystem.of(*FULL)

        (await client.apply(system)).raise_for_failures()
        assert not await client.plan(system)
        renamed = MLSystem.of(changed(FULL[0], name="new"))
        (await client.apply(renamed)).raise_for_failures()
        assert not await client.plan(renamed)


@pytest.mark.parametrize("entity", FULL, ids=lambda entity: entity.urn.entity_type)
async def test_a_plan_says_what_it_expects(datahub: LocalDataHub, entity: AnyEntity) -> None:
    """Every single value of something new is guarded against one that is there by then."""
    plan = await datahub.client.plan(MLSystem.of(entity))
    for change in plan.changes:
        assert isinstance(change, AspectPatch)
        if change.aspect in {"subTypes", "ownership", "institutionalMemory", "versionProperties"}:
            continue
        tested = {each.path for each in change.create_only + change.operations if each.op == "TEST"}
        written = {each.path for each in change.operations if each.op == "ADD"}
        lists = {path for path in written if path.split("/")[1] in change.array_primary_keys}
        unseen = {"/externalUrl"} if change.aspect == "mlTrainingRunProperties" else set()
        assert written - lists - unseen - {"/domains"} <= tested
