"""`client.verify`: what it finds, what it waits for, and how many requests it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.entities import (
    Dataset,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    RunEvent,
    returned_by_datahub,
)
from mldh_graphql.errors import (
    GraphQLError,
    InvalidUrnError,
    InvalidValueError,
    PermissionDeniedError,
    VerificationError,
)
from mldh_graphql.local import LocalDataHub
from mldh_graphql.reads.nouns import entity_of
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import (
    DataJobUrn,
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)
from mldh_graphql.verification import DeviationKind, VerificationReport
from tests.verification.systems import FakeTime, GraphQLOnly, create, delete, put

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity

EXPERIMENT = ExperimentUrn.build("e")
RUN = TrainingRunUrn.build("r")
GROUP = MLModelGroupUrn.build("g")
MODEL = MLModelUrn.build("m")
DATASET = DatasetUrn.build("d", "s3")
T = datetime(2024, 1, 1, tzinfo=UTC)


def run(**fields: Any) -> MLTrainingRun:
    """A run of the system below, or one that says something else."""
    said: dict[str, Any] = {
        "experiment": EXPERIMENT,
        "inputs": [DATASET],
        "start_timestamp": 1000,
        "end_timestamp": 2000,
        "run_result": "SUCCESS",
    }
    return MLTrainingRun(**{"urn": RUN, **said, **fields})


SYSTEM: tuple[AnyEntity, ...] = (
    MLExperiment(urn=EXPERIMENT, name="E"),
    run(),
    MLModelGroup(urn=GROUP, name="G", training_runs=[RUN]),
    MLModel(urn=MODEL, name="M", version="1", groups=[GROUP], training_runs=[RUN]),
    Dataset(urn=DATASET, description="d"),
)


def failures(report: VerificationReport) -> list[tuple[DeviationKind, Urn, str]]:
    """What failed, without the texts."""
    return [(each.kind, each.urn, each.field) for each in report.failures]


async def test_a_described_system_is_taken_as_well() -> None:
    """`MLSystem` has entities by local id."""
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        report = await datahub.client.verify(MLSystem.of(*SYSTEM))

    assert report.ok
    assert [each.urn for each in report.entities] == [each.urn for each in SYSTEM]


async def test_nothing_described_is_as_described() -> None:
    """An empty system takes no request."""
    async with LocalDataHub() as datahub:
        report = await datahub.client.verify([])

        assert report.ok
        assert datahub.requests == []


async def test_a_negative_deadline_is_refused() -> None:
    """Before anything is sent; so is one that is no number."""
    async with LocalDataHub() as datahub:
        for deadline in (-1, float("nan")):
            with pytest.raises(InvalidValueError, match="deadline"):
                await datahub.client.verify(SYSTEM, deadline=deadline)
        assert datahub.requests == []


async def test_a_field_is_shown_with_both_values() -> None:
    """What was expected, what was found, and where."""
    described = MLModel(urn=MODEL, hyper_params={"lr": 0.1, "depth": 3})
    async with LocalDataHub() as datahub:
        await create(datahub, [MLModel(urn=MODEL, hyper_params={"lr": 0.2})])
        report = await datahub.client.verify([described])

    changed, absent = report.failures
    assert (changed.kind, changed.field) == (DeviationKind.DIFFERS, "hyper_params['lr']")
    assert (changed.expected, changed.actual) == ("'0.1'", "'0.2'")
    assert (absent.kind, absent.field) == (DeviationKind.MISSING, "hyper_params['depth']")
    assert str(changed) == "differs hyper_params['lr']: expected '0.1', found '0.2'"
    assert str(absent) == "missing hyper_params['depth']: expected '3', found nothing"


async def test_a_run_in_another_experiment_differs() -> None:
    """A run is in one experiment only."""
    other = ExperimentUrn.build("other")
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        await datahub.client.create(MLExperiment(urn=other))
        await datahub.client.add_run_to_experiment(run_urn=RUN, experiment_urn=other)
        [failure] = (await datahub.client.verify(SYSTEM)).failures

    assert (failure.kind, failure.urn, failure.field) == (DeviationKind.DIFFERS, RUN, "experiment")
    assert (failure.expected, failure.actual) == (EXPERIMENT, other)


async def test_a_link_that_leads_nowhere_is_dangling() -> None:
    """It is stored, and its target is neither described nor in DataHub."""
    job = DataJobUrn.build("job", "urn:li:dataFlow:(airflow,f,PROD)")
    model = MLModel(urn=MODEL, name="M", groups=[GROUP], training_runs=[RUN, job])
    time = FakeTime()
    async with LocalDataHub() as datahub:
        await datahub.client.create(model)
        await put(datahub, job, "status", {"removed": False})
        report = await datahub.client.verify([model], clock=time.clock)

    assert failures(report) == [
        (DeviationKind.DANGLING, MODEL, f"groups[{GROUP}]"),
        (DeviationKind.DANGLING, MODEL, f"training_runs[{RUN}]"),
    ]
    assert not time.naps


async def test_soft_deleted_entities_are_found() -> None:
    """Described ones themselves, others where a link leads to them."""
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        await datahub.client.soft_delete(GROUP)
        whole = await datahub.client.verify(SYSTEM)
        part = await datahub.client.verify([SYSTEM[3]])
        hidden = MLModelGroup(urn=GROUP, name="G", removed=True)
        agreed = await datahub.client.verify([hidden])

    assert failures(whole) == [(DeviationKind.SOFT_DELETED, GROUP, "")]
    assert failures(part) == [(DeviationKind.SOFT_DELETED, MODEL, f"groups[{GROUP}]")]
    assert agreed.ok


async def test_an_entity_of_which_only_the_key_is_stored_is_a_stub() -> None:
    """One failure, not one for each field."""
    async with LocalDataHub() as datahub:
        await put(datahub, MODEL, "status", {"removed": False})
        report = await datahub.client.verify([MLModel(urn=MODEL, name="M", type="ARIMA")])
        silent = await datahub.client.verify([MLModel(urn=MODEL)])

    assert failures(report) == [(DeviationKind.STUB, MODEL, "")]
    assert silent.ok


async def test_a_urn_that_datahub_drops_is_told_apart() -> None:
    """DataHub reports success for writes to it; what it drops is not just missing."""
    with returned_by_datahub():
        odd = MLModel(urn="urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,prod)", name="M")
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        await datahub.client.create(odd)
        report = await datahub.client.verify([*SYSTEM, odd])

    [failure] = report.failures
    assert (failure.kind, failure.urn) == (DeviationKind.DROPPED, odd.urn)
    assert "prod" in failure.reason


async def spoil(datahub: LocalDataHub, urn: Urn) -> None:
    """Make DataHub fail for every request that shows this entity."""
    stamp = {"time": 0, "actor": "urn:li:corpuser:unknown"}
    terms = {"terms": [{"urn": "urn:li:glossaryTerm:."}], "auditStamp": stamp}
    await put(datahub, urn, "glossaryTerms", terms)


async def test_one_entity_that_datahub_cannot_show_does_not_hide_the_others() -> None:
    """DataHub fails for the whole request; the culprit is found by halving it."""
    others = [Dataset(urn=DatasetUrn.build(f"d{n}", "s3"), name="D") for n in range(40)]
    async with LocalDataHub() as datahub:
        await create(datahub, [*SYSTEM, *others])
        await spoil(datahub, DATASET)
        report = await datahub.client.verify([*SYSTEM, *others])
        link = await datahub.client.verify([SYSTEM[1]])

    assert failures(report) == [(DeviationKind.UNREADABLE, DATASET, "")]
    assert report.requests < 20
    assert failures(link) == [(DeviationKind.UNREADABLE, RUN, f"inputs[{DATASET}]")]


async def test_an_answer_that_makes_no_entity_is_unreadable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Such as one with another kind of URN where a platform stands; the others are judged."""

    def only_others(result: Any) -> Entity | None:
        if result.urn == RUN:
            raise InvalidUrnError(value="x", expected="a platform's URN", reason="it is none")
        return entity_of(result)

    monkeypatch.setattr("mldh_graphql.verification.reader.entity_of", only_others)
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        report = await datahub.client.verify(SYSTEM)

    assert failures(report) == [(DeviationKind.UNREADABLE, RUN, "")]


async def test_when_datahub_shows_nothing_at_all_that_is_an_error() -> None:
    """It is not searched for culprits for ever."""
    spoilt = [Dataset(urn=DatasetUrn.build(f"d{n}", "s3"), name="D") for n in range(40)]
    async with LocalDataHub() as datahub:
        for each in spoilt:
            await datahub.client.create(each)
            await spoil(datahub, each.urn)
        asked = len(datahub.requests)
        with pytest.raises(GraphQLError):
            await datahub.client.verify(spoilt)
        assert len(datahub.requests) - asked < 40


async def test_missing_privileges_are_an_error() -> None:
    """Nothing can be said about the system then."""
    answer = '{"errors": [{"message": "no", "extensions": {"code": 403}}], "data": null}'
    async with LocalDataHub() as datahub:
        datahub.answer_next(200, answer, headers={"content-type": "application/json"})
        with pytest.raises(PermissionDeniedError):
            await datahub.client.verify(SYSTEM)
        assert len(datahub.requests) == 1


async def test_an_input_without_an_edge_is_missing() -> None:
    """DataHub takes only edges as lineage; the report says that it is half there."""
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        await put(datahub, RUN, "dataProcessInstanceInput", {"inputs": [DATASET]})
        [failure] = (await datahub.client.verify(SYSTEM)).failures

    assert (failure.kind, failure.field) == (DeviationKind.MISSING, f"inputs[{DATASET}]")
    assert "lineage" in failure.reason


async def test_a_link_that_was_removed_is_missing_while_the_index_still_shows_it() -> None:
    """The database decides, not the index."""
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        datahub.index_lag = 3600
        await datahub.client.remove_input_datasets_from_run(run_urn=RUN, dataset_urns=[DATASET])
        report = await datahub.client.verify(SYSTEM, clock=FakeTime().clock)

    assert failures(report) == [(DeviationKind.MISSING, RUN, f"inputs[{DATASET}]")]


async def test_what_is_invisible_says_from_where() -> None:
    """A link that the target's page does not show yet."""
    async with LocalDataHub(index_lag=3600) as datahub:
        await create(datahub, SYSTEM)
        report = await datahub.client.verify(SYSTEM, deadline=0)

    by_field = {each.field: each for each in report.failures if each.urn in {MODEL, RUN}}
    link = by_field[f"groups[{GROUP}]"]
    assert link.seen_from == GROUP
    assert "does not show it from the ML model group" in link.reason
    assert "from the training run nor from the dataset" in by_field[f"inputs[{DATASET}]"].reason
    assert report.not_visible == report.failures
    assert {each.kind for each in report.failures} == {DeviationKind.NOT_VISIBLE}


async def test_without_rest_the_index_alone_is_waited_for() -> None:
    """Nobody can tell missing from invisible inputs then, and the report says so."""
    time = FakeTime()
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        transport = GraphQLOnly(datahub.transport)
        async with DataHubMLClient(datahub.url, transport=transport) as client:
            green = await client.verify(SYSTEM)
            await datahub.client.remove_input_datasets_from_run(run_urn=RUN, dataset_urns=[DATASET])
            report = await client.verify(SYSTEM, deadline=3, clock=time.clock)

    assert green.ok
    assert failures(report) == [(DeviationKind.NOT_VISIBLE, RUN, f"inputs[{DATASET}]")]
    assert "REST" in report.failures[0].reason
    assert sum(time.naps) == pytest.approx(3)


@pytest.mark.parametrize(
    ("stored", "expected", "waits"),
    [
        pytest.param([], [(DeviationKind.NOT_VISIBLE, "events")], True, id="no event at all"),
        pytest.param(
            [RunEvent("STARTED", 1000)],
            [(DeviationKind.NOT_VISIBLE, "events")],
            True,
            id="only an earlier event",
        ),
        pytest.param(
            [RunEvent("COMPLETE", 2000, result="FAILURE", duration=1000)],
            [(DeviationKind.DIFFERS, "run_result"), (DeviationKind.DIFFERS, "native_result_type")],
            True,
            id="another result at the same time",
        ),
        pytest.param(
            [RunEvent("COMPLETE", 3000, result="SUCCESS", duration=2000)],
            [(DeviationKind.DIFFERS, "end_timestamp")],
            False,
            id="a later end",
        ),
        pytest.param(
            [RunEvent("COMPLETE", 2000, result="SUCCESS", duration=1000, attempt=7)],
            [],
            False,
            id="more than was described",
        ),
    ],
)
async def test_states_of_runs(
    stored: list[RunEvent], expected: list[tuple[DeviationKind, str]], *, waits: bool
) -> None:
    """An earlier state may still become the one described; a later one cannot."""
    time = FakeTime()
    async with LocalDataHub() as datahub:
        await datahub.client.create(MLTrainingRun(urn=RUN, name="R", events=stored))
        described = run(experiment=None, inputs=None)
        report = await datahub.client.verify([described], deadline=4, clock=time.clock)

    assert [(each.kind, each.field) for each in report.failures] == expected
    assert bool(time.naps) == waits


async def test_a_run_without_a_readable_state_is_a_warning() -> None:
    """Unless a state was described, which then is waited for."""
    async with LocalDataHub() as datahub:
        await datahub.client.create(MLTrainingRun(urn=RUN, name="R"))
        report = await datahub.client.verify([MLTrainingRun(urn=RUN)])

    assert report.ok
    assert [(each.kind, each.urn) for each in report.warnings] == [(DeviationKind.NO_STATE, RUN)]
    report.raise_for_failures()


async def test_exact_finds_what_was_not_described() -> None:
    """Fields, entries and links that somebody else wrote."""
    bare = (MLModel(urn=MODEL, version="1", groups=[GROUP]), run(inputs=None, experiment=None))
    full = (
        MLModel(urn=MODEL, name="M", version="1", groups=[GROUP], tags=["t"], training_runs=[RUN]),
        run(outputs=[DATASET], output_urls=["s3://x"], name="R", created=T),
    )
    async with LocalDataHub() as datahub:
        await create(datahub, full)
        lenient = await datahub.client.verify(bare)
        strict = await datahub.client.verify(bare, exact=True)
        same = await datahub.client.verify(full, exact=True)

    assert lenient.ok
    assert same.ok, str(same)
    assert {each.kind for each in strict.failures} == {DeviationKind.NOT_DESCRIBED}
    assert {(each.urn, each.field) for each in strict.failures} == {
        (MODEL, "name"),
        (MODEL, "tags[urn:li:tag:t]"),
        (MODEL, f"training_runs[{RUN}]"),
        (RUN, f"inputs[{DATASET}]"),
        (RUN, f"outputs[{DATASET}]"),
        (RUN, "experiment"),
        (RUN, "output_urls['s3://x']"),
    }


async def test_raise_for_failures_raises_with_the_report() -> None:
    """The message is the table."""
    async with LocalDataHub() as datahub:
        await create(datahub, SYSTEM)
        await delete(datahub, GROUP)
        report = await datahub.client.verify(SYSTEM)

    with pytest.raises(VerificationError, match="missing") as caught:
        report.raise_for_failures()
    assert caught.value.report is report


async def test_a_thousand_entities_take_few_requests() -> None:
    """One request for a hundred: entities, stored inputs, and the other ends of links."""
    runs = [run(urn=TrainingRunUrn.build(f"r{n}")) for n in range(450)]
    models = [
        MLModel(urn=MLModelUrn.build(f"m{n}"), groups=[GROUP], training_runs=[each.urn])
        for n, each in enumerate(runs)
    ]
    system: list[AnyEntity] = [SYSTEM[0], SYSTEM[4], MLModelGroup(urn=GROUP), *runs, *models]
    async with LocalDataHub() as datahub:
        await create(datahub, system)
        asked = len(datahub.requests)
        report = await datahub.client.verify(system)

        assert report.ok
        assert len(datahub.requests) - asked == report.requests
    # 903 entities: 10; 450 runs: 5; 453 targets: 5, and 1 for the three with over 200 links.
    assert report.requests <= 21


async def test_links_beyond_the_first_pages_are_found() -> None:
    """Of two popular entities, one of which lacks one of its many links in the index."""
    other = ExperimentUrn.build("other")
    runs = [
        MLTrainingRun(
            urn=TrainingRunUrn.build(f"r{n}"), name="R", experiment=other if n % 5 else EXPERIMENT
        )
        for n in range(1500)
    ]
    experiments = [MLExperiment(urn=EXPERIMENT), MLExperiment(urn=other)]
    system: list[AnyEntity] = [*experiments, *runs[:-1]]
    async with LocalDataHub() as datahub:
        await create(datahub, system)
        datahub.index_lag = 3600
        await datahub.client.create(runs[-1])
        report = await datahub.client.verify([*system, runs[-1]], deadline=0)

    assert failures(report) == [(DeviationKind.NOT_VISIBLE, runs[-1].urn, "experiment")]
