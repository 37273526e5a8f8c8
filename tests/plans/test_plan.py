"""Plans: what is created, changed, left, pruned, impossible; how it prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub
from mldh_graphql.changes import AspectPatch, RunEventWrite
from mldh_graphql.entities import (
    Dataset,
    Link,
    Metric,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
    OwnershipType,
)
from mldh_graphql.errors import ConflictError, DataHubMLError
from mldh_graphql.plans import Action, Plan
from mldh_graphql.plans.order import levels
from mldh_graphql.plans.plan import plan_of
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    OwnershipTypeUrn,
    StructuredPropertyUrn,
    TrainingRunUrn,
)
from tests.plans.systems import changed
from tests.verification.systems import put

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


async def applied(datahub: LocalDataHub, *entities: AnyEntity) -> MLSystem:
    """A system that DataHub has."""
    system = MLSystem.of(*entities)
    (await datahub.client.apply(system)).raise_for_failures()
    return system


def patched(plan: Plan) -> list[tuple[str, str]]:
    """The aspects and paths that a plan writes, without its guards."""
    return [
        (change.aspect, operation.path)
        for change in plan.changes
        if isinstance(change, AspectPatch)
        for operation in change.operations
        if operation.op == "ADD" or not (operation.op == "TEST" or operation.path.endswith("/_"))
    ]


async def test_a_plan_prints_what_it_would_do(datahub: LocalDataHub) -> None:
    """One line for each entity, in the order of writing; one below for each difference."""
    model = MLModel(
        urn=MODEL,
        version="1.0",
        description="old",
        groups=[GROUP],
        tags=["a"],
        training_metrics={"accuracy": 0.8},
        custom_properties={"team": "x"},
    )
    other = MLModel(urn=MLModelUrn.build("other"), version="1.0")
    await applied(datahub, model, other, Dataset(urn=DATA))
    system = MLSystem.of(
        changed(
            model,
            description="new\u202e\n",
            groups=[],
            tags=["b"],
            training_metrics={"accuracy": 0.9},
            custom_properties={"team": "x", "stage": "dev"},
            owners=["jdoe"],
        ),
        changed(other, version="2.0"),
        Dataset(urn=DATA),
        MLModelGroup(urn=GROUP, name="Group"),
    )

    plan = await datahub.client.plan(system, prune=True)

    assert str(plan).splitlines() == [
        "~ model m  urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)",
        "    ~ description: 'old' → 'new\\u202e\\n'",
        "    + custom_properties['stage']: 'dev'",
        "    + tags: urn:li:tag:b",
        "    + owners: urn:li:corpuser:jdoe as TECHNICAL_OWNER",
        "    ~ training_metrics['accuracy']: '0.8' → '0.9'",
        "    - tags: urn:li:tag:a",
        "    - groups: urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,g,PROD)",
        "! model other  urn:li:mlModel:(urn:li:dataPlatform:mlflow,other,PROD)",
        "    ! it has version '1.0', not '2.0'; give each version a model of its own, or change "
        "this one with set_version",
        "    ~ version: '1.0' → '2.0'",
        "= dataset d  urn:li:dataset:(urn:li:dataPlatform:s3,d,PROD)",
        "+ model group g  urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,g,PROD)",
        "    + name: 'Group'",
        "Plan: 1 to create, 1 to change, 1 unchanged, 2 to prune, 1 in conflict.",
    ]
    assert plan
    assert plan["m"].action is Action.CHANGE
    with pytest.raises(KeyError):
        _ = plan["x"]


async def test_a_plan_is_json_for_other_programs(datahub: LocalDataHub) -> None:
    """With what was seen, and what is wanted."""
    await applied(datahub, MLModelGroup(urn=GROUP, name="Old", tags=["a", "b"]))
    system = MLSystem.of(MLModelGroup(urn=GROUP, name="New", tags=["a"]))

    document = json.loads((await datahub.client.plan(system)).to_json())

    assert document == {
        "is_empty": False,
        "prune": False,
        "steps": [
            {
                "key": "g",
                "urn": GROUP,
                "noun": "model group",
                "action": "change",
                "differences": [
                    {
                        "field": "name",
                        "entry": None,
                        "mark": "~",
                        "seen": "'Old'",
                        "wanted": "'New'",
                    }
                ],
                "kept": [
                    {
                        "field": "tags",
                        "entry": "urn:li:tag:b",
                        "mark": "-",
                        "seen": "urn:li:tag:b",
                        "wanted": None,
                    }
                ],
                "conflicts": [],
                "is_hidden": False,
            }
        ],
    }


async def test_nothing_to_do_is_false_and_sends_nothing(datahub: LocalDataHub) -> None:
    """And says so."""
    system = await applied(datahub, MLModelGroup(urn=GROUP, name="Group"))

    plan = await datahub.client.plan(system)
    before = len(datahub.requests)
    report = await datahub.client.apply(plan)

    assert not plan
    assert plan.is_empty
    assert plan.changes == ()
    assert str(plan).endswith("\nPlan: 0 to create, 0 to change, 1 unchanged.")
    assert len(datahub.requests) == before
    assert report.unchanged == (GROUP,)
    assert str(report) == "0 written, 1 unchanged, 0 failed in 0 requests"


async def test_what_is_hidden_stays_hidden(datahub: LocalDataHub) -> None:
    """The plan says so; showing it again is a call of its own."""
    system = await applied(datahub, MLModelGroup(urn=GROUP, name="Group"))
    await datahub.client.soft_delete(GROUP)

    plan = await datahub.client.plan(system)

    assert not plan
    assert "    soft-deleted, and stays so" in str(plan)


async def test_structured_properties_are_compared_as_a_whole(datahub: LocalDataHub) -> None:
    """All values of a property are one value; texts and numbers differ."""
    urn = StructuredPropertyUrn.build("zones")
    definition = {
        "qualifiedName": "zones",
        "valueType": "urn:li:dataType:datahub.string",
        "cardinality": "MULTIPLE",
        "entityTypes": ["urn:li:entityType:datahub.mlModelGroup"],
    }
    await put(datahub, urn, "propertyDefinition", definition)
    group = MLModelGroup(urn=GROUP, structured_properties={"zones": ["a", "b"]})
    await applied(datahub, group)
    system = MLSystem.of(changed(group, structured_properties={"zones": ["a", "c"]}))

    plan = await datahub.client.plan(system)
    assert f"~ structured_properties[{urn}]: 'a', 'b' → 'a', 'c'" in str(plan)
    (await datahub.client.apply(plan)).raise_for_failures()

    assert not await datahub.client.plan(system)
    empty = MLSystem.of(changed(group, structured_properties={}))
    (await datahub.client.apply(empty, prune=True)).raise_for_failures()
    assert not (await datahub.client.get_model_group(GROUP)).structured_properties


async def test_an_empty_system_needs_nothing(datahub: LocalDataHub) -> None:
    """Not even a question."""
    assert not await datahub.client.plan(MLSystem({}))
    assert len(datahub.requests) == 0


STORED: list[AnyEntity] = [
    MLModelGroup(urn=GROUP, name="G", training_runs=[RUN], terms=["t"], domain="d"),
    MLModel(
        urn=MODEL,
        version="1.0",
        aliases=["champion"],
        created=1,
        owners=[Owner("o", OwnershipTypeUrn.build("x"))],
        links=[Link("u", "label")],
        hyper_params={"a": 1, "b": 2},
    ),
    MLExperiment(urn=EXPERIMENT, name="E", custom_properties={"a/b": "1", "c": "2"}),
    MLTrainingRun(
        urn=RUN,
        name="R",
        experiment=EXPERIMENT,
        inputs=[DATA],
        start_timestamp=1000,
        end_timestamp=2000,
        run_result="FAILURE",
    ),
    Dataset(urn=DATA, name="D", qualified_name="Q"),
]


@pytest.mark.parametrize(
    ("entity", "paths"),
    [
        pytest.param(
            changed(STORED[0], name="New"), [("mlModelGroupProperties", "/name")], id="name"
        ),
        pytest.param(
            changed(STORED[0], domain="e", terms=["t", "u"]),
            [("glossaryTerms", "/terms/urn:li:glossaryTerm:u"), ("domains", "/domains")],
            id="term and domain",
        ),
        pytest.param(
            changed(STORED[1], aliases=["champion", "next"]),
            [("versionProperties", "/aliases/next")],
            id="alias",
        ),
        pytest.param(
            changed(STORED[1], version_comment="c"),
            [("versionProperties", "/comment")],
            id="comment",
        ),
        pytest.param(
            changed(STORED[1], hyper_params={"a": 1, "b": 3}),
            [("mlModelProperties", "/hyperParams/b")],
            id="param",
        ),
        pytest.param(
            changed(STORED[1], owners=[Owner("o", OwnershipTypeUrn.build("y"))]),
            [("ownership", "/owners/urn:li:corpuser:o/CUSTOM")],
            id="owner's role",
        ),
        pytest.param(
            changed(STORED[1], links=[Link("u", "new")], created=2),
            [("mlModelProperties", "/created"), ("institutionalMemory", "/elements/u")],
            id="link and stamp",
        ),
        pytest.param(
            changed(STORED[2], custom_properties={"a/b": "2", "c": "2"}, platform="airflow"),
            [
                ("containerProperties", "/customProperties/a~1b"),
                ("dataPlatformInstance", "/platform"),
            ],
            id="property and platform",
        ),
        pytest.param(
            changed(STORED[3], experiment=ExperimentUrn.build("f")),
            [("container", "/container")],
            id="experiment",
        ),
        pytest.param(
            changed(STORED[3], inputs=[DATA, RUN]),
            [("dataProcessInstanceInput", f"/inputEdges/{RUN}")],
            id="input",
        ),
        pytest.param(
            changed(STORED[3], external_url="u"),
            [
                ("dataProcessInstanceProperties", "/externalUrl"),
                ("mlTrainingRunProperties", "/externalUrl"),
            ],
            id="url of a run",
        ),
        pytest.param(
            changed(STORED[4], qualified_name="P", sub_types=["Table"]),
            [("datasetProperties", "/qualifiedName"), ("subTypes", "/typeNames/Table")],
            id="data set",
        ),
    ],
)
async def test_only_what_differs_is_written(
    datahub: LocalDataHub, entity: AnyEntity, paths: list[tuple[str, str]]
) -> None:
    """Field by field, and entry by entry; one request is enough, and then all is as described."""
    await applied(datahub, *STORED)
    system = MLSystem.of(entity)

    plan = await datahub.client.plan(system)
    assert patched(plan) == paths
    before = len(datahub.requests)
    (await datahub.client.apply(plan)).raise_for_failures()

    assert [request.operation for request in datahub.requests[before:]] == ["patchEntities"]
    assert not await datahub.client.plan(system)


@pytest.mark.parametrize("entity", STORED, ids=lambda entity: entity.urn.entity_type)
async def test_fields_that_are_left_out_stay(datahub: LocalDataHub, entity: AnyEntity) -> None:
    """With and without prune."""
    await applied(datahub, *STORED)
    bare = MLSystem.of(type(entity)(urn=entity.urn))

    assert not await datahub.client.plan(bare)
    assert not await datahub.client.plan(bare, prune=True)


@pytest.mark.parametrize(
    ("stored", "described"),
    [
        pytest.param(
            MLModel(
                urn=MODEL,
                version="1",
                aliases=["a", "b"],
                tags=["a", "b"],
                terms=["a", "b"],
                owners=["a", "b"],
                links=["a", "b/c"],
                plain_tags=["a", "b/c"],
                groups=[GROUP],
                training_runs=[RUN],
                custom_properties={"a": "1", "b/~": "2"},
                hyper_params={"a": 1, "b": 2},
                training_metrics={"a": 1},
            ),
            MLModel(
                urn=MODEL,
                version="1",
                aliases=["a"],
                tags=["b"],
                terms=["b"],
                owners=["b"],
                links=["a"],
                plain_tags=["a"],
                groups=[],
                training_runs=[],
                custom_properties={"a": "1"},
                hyper_params={"a": 1},
                training_metrics={},
            ),
            id="model",
        ),
        pytest.param(
            MLTrainingRun(urn=RUN, inputs=[DATA, RUN], outputs=[MODEL], output_urls=["u", "v"]),
            MLTrainingRun(urn=RUN, inputs=[RUN], outputs=[], output_urls=["v"]),
            id="run",
        ),
    ],
)
async def test_prune_removes_what_the_description_does_not_have(
    datahub: LocalDataHub, stored: AnyEntity, described: AnyEntity
) -> None:
    """Off by default, with a word on it in the plan; then DataHub has exactly what is described."""
    await applied(datahub, stored)
    system = MLSystem.of(described)
    plan = await datahub.client.plan(system)
    assert not plan
    kept = len(plan[described.urn.name].kept)
    assert f"{kept} more in DataHub than described (prune=True removes them)" in str(plan)

    (await datahub.client.apply(system, prune=True)).raise_for_failures()

    assert not await datahub.client.plan(system, prune=True)
    assert (await datahub.client.get_many([described.urn]))[described.urn] == described


async def test_prune_leaves_sub_types_that_were_not_described(datahub: LocalDataHub) -> None:
    """The default says what an experiment is, not what else it may be."""
    await applied(datahub, MLExperiment(urn=EXPERIMENT, sub_types=["ML Experiment", "MLflow"]))

    assert not await datahub.client.plan(MLSystem.of(MLExperiment(urn=EXPERIMENT)), prune=True)


@pytest.mark.parametrize(
    ("stored", "described", "reason"),
    [
        pytest.param(
            MLModel(urn=MODEL, version="1"),
            MLModel(urn=MODEL, version="2"),
            "it has version '1', not '2'",
            id="version",
        ),
        pytest.param(
            MLModel(urn=MODEL, version="1"),
            MLModel(urn=MODEL, version="1", version_set="urn:li:versionSet:(x,mlModel)"),
            "it is in the version set",
            id="version set",
        ),
        pytest.param(
            MLTrainingRun(urn=RUN, start_timestamp=1000, end_timestamp=3000, run_result="FAILURE"),
            MLTrainingRun(urn=RUN, start_timestamp=1000, end_timestamp=2000, run_result="SUCCESS"),
            "events stay",
            id="later event",
        ),
    ],
)
async def test_what_cannot_be_as_described_is_a_conflict(
    datahub: LocalDataHub, stored: AnyEntity, described: AnyEntity, reason: str
) -> None:
    """Applying is refused as a whole, before anything is written."""
    await applied(datahub, stored)
    system = MLSystem.of(described, MLModelGroup(urn=GROUP))

    plan = await datahub.client.plan(system)
    assert [step.urn for step in plan.conflicts] == [described.urn]
    assert reason in str(plan)
    before = len(datahub.requests)
    with pytest.raises(ConflictError, match="Nothing was written") as caught:
        await datahub.client.apply(plan)

    assert caught.value.urn == described.urn
    assert reason in caught.value.reason
    assert len(datahub.requests) == before


@pytest.mark.parametrize(
    ("stored", "described"),
    [
        pytest.param(
            MLTrainingRun(urn=RUN, start_timestamp=1000),
            MLTrainingRun(urn=RUN, start_timestamp=1000, end_timestamp=2000, run_result="SUCCESS"),
            id="it ended",
        ),
        pytest.param(
            MLTrainingRun(urn=RUN, start_timestamp=1000, end_timestamp=2000, run_result="FAILURE"),
            MLTrainingRun(urn=RUN, start_timestamp=1000, end_timestamp=2000, run_result="SUCCESS"),
            id="other result",
        ),
        pytest.param(MLTrainingRun(urn=RUN), MLTrainingRun(urn=RUN, start_timestamp=5), id="start"),
    ],
)
async def test_the_state_of_a_run_is_changed_by_new_events(
    datahub: LocalDataHub, stored: MLTrainingRun, described: MLTrainingRun
) -> None:
    """Only events that DataHub does not have are written."""
    await applied(datahub, stored)
    system = MLSystem.of(described)

    plan = await datahub.client.plan(system)
    events = [change.event for change in plan.changes if isinstance(change, RunEventWrite)]
    assert len(plan.changes) == len(events)
    assert not set(events) & set(stored.events)
    (await datahub.client.apply(plan)).raise_for_failures()

    assert not await datahub.client.plan(system)


async def test_a_version_without_a_version_set_is_completed(datahub: LocalDataHub) -> None:
    """Programs that know no version sets write only the model's properties."""
    await put(datahub, MODEL, "mlModelProperties", {"version": {"versionTag": "1.0"}})
    system = MLSystem.of(MLModel(urn=MODEL, version="1.0", aliases=["champion"]))

    plan = await datahub.client.plan(system)
    assert "+ version_set: urn:li:versionSet:(" in str(plan)
    (await datahub.client.apply(plan)).raise_for_failures()

    assert (await datahub.client.get_model(MODEL)).aliases == ("champion",)
    assert not await datahub.client.plan(system)


async def test_an_index_that_is_late_does_not_bring_links_back() -> None:
    """Inputs and outputs that the index does not show yet are read from the database."""
    async with LocalDataHub(index_lag=3600) as datahub:
        system = await applied(datahub, MLTrainingRun(urn=RUN, inputs=[DATA], outputs=[MODEL]))

        assert not await datahub.client.plan(system)
        other = changed(system["r"], inputs=[DATA, MODEL])
        assert patched(await datahub.client.plan(MLSystem.of(other))) == [
            ("dataProcessInstanceInput", f"/inputs/{MODEL}"),
            ("dataProcessInstanceInput", f"/inputEdges/{MODEL}"),
        ]


async def test_planning_a_thousand_applied_entities_takes_ten_requests() -> None:
    """A request for a hundred, whatever they are; applying them again writes nothing."""
    runs = [
        MLTrainingRun(
            urn=TrainingRunUrn.build(f"run_{number}"),
            name=f"Run {number}",
            experiment=EXPERIMENT,
            inputs=[DATA],
            training_metrics={"accuracy": number},
            start_timestamp=1000,
            end_timestamp=2000,
            run_result="SUCCESS",
        )
        for number in range(898)
    ]
    models = [
        MLModel(
            urn=MLModelUrn.build(f"model_{number}"),
            version="1",
            groups=[GROUP],
            training_runs=[runs[number].urn],
        )
        for number in range(99)
    ]
    async with LocalDataHub() as datahub:
        system = await applied(
            datahub,
            MLModelGroup(urn=GROUP),
            MLExperiment(urn=EXPERIMENT),
            Dataset(urn=DATA),
            *runs,
            *models,
        )
        assert len(system) == 1000
        before = len(datahub.requests)

        plan = await datahub.client.plan(system)

        assert not plan
        assert len(datahub.requests) - before == 10
        report = await datahub.client.apply(plan)
        assert report.requests == 0


async def test_what_cannot_be_read_is_an_error(datahub: LocalDataHub) -> None:
    """A plan that leaves something out would be wrong."""
    term = "urn:li:glossaryTerm:."
    await put(
        datahub,
        GROUP,
        "glossaryTerms",
        {"terms": [{"urn": term}], "auditStamp": {"time": 0, "actor": "urn:li:corpuser:x"}},
    )

    with pytest.raises(DataHubMLError):
        await datahub.client.plan(MLSystem.of(MLModelGroup(urn=GROUP)))


def test_what_is_linked_to_comes_first() -> None:
    """And where links go in a circle, runs come before models."""
    system = MLSystem.of(
        MLModel(urn=MODEL, groups=[GROUP], training_runs=[RUN]),
        MLModelGroup(urn=GROUP, training_runs=[RUN]),
        MLTrainingRun(urn=RUN, experiment=EXPERIMENT, inputs=[DATA], outputs=[MODEL, RUN]),
        MLExperiment(urn=EXPERIMENT),
        Dataset(urn=DATA),
    )
    assert levels(system.entities) == (("e", "d"), ("r",), ("g",), ("m",))


def test_a_long_chain_ends_in_one_level() -> None:
    """So that it does not take a request for each link."""
    runs = [
        MLTrainingRun(
            urn=TrainingRunUrn.build(f"r{number}"),
            inputs=[TrainingRunUrn.build(f"r{number - 1}")] if number else None,
        )
        for number in range(2000)
    ]
    found = levels(MLSystem.of(*runs).entities)
    assert len(found) == 8
    assert found[:2] == (("r0",), ("r1",))
    assert sum(len(level) for level in found) == 2000


def test_something_else_under_the_same_urn_does_not_count() -> None:
    """What was read as another noun is not what is described."""
    group = MLModelGroup(urn=GROUP)
    plan = plan_of(MLSystem.of(group), {GROUP: Dataset(urn=DATA)})
    assert plan["g"].action is Action.CREATE


def test_metrics_show_all_that_changes() -> None:
    """Value, description and time."""
    wanted = MLModel(
        urn=MODEL,
        training_metrics=[Metric("a", 1, "d", 0)],
        owners=[Owner("x", OwnershipType.NONE)],
        links=[Link("u", "l", 5)],
    )
    text = str(plan_of(MLSystem.of(wanted), {}))
    assert "+ training_metrics['a']: '1', 'd', at 1970-01-01T00:00:00Z" in text
    assert "+ owners: urn:li:corpuser:x as NONE" in text
    assert "+ links['u']: 'l', added 1970-01-01T00:00:00.005000Z" in text
