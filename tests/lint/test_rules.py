"""The rules of lint: each finds what it is about, and nothing where all is well."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.guids import guid
from mldh_graphql.lint import RULES, Severity, lint_description
from mldh_graphql.lint.mlflow_source import official_urns
from mldh_graphql.local import LocalDataHub
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
    VersionSetUrn,
)
from tests.strategies import entities
from tests.verification.systems import GraphQLOnly, put

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

EXPERIMENT = ExperimentUrn.build("e")
RUN = TrainingRunUrn.build("r")
GROUP = MLModelGroupUrn.build("g")
MODEL = MLModelUrn.build("m")
OTHER = MLModelUrn.build("other")
DATASET = DatasetUrn.build("d", "s3")
SET = VersionSetUrn.build("s")
T = datetime(2024, 1, 1, tzinfo=UTC)


def run(**fields: Any) -> MLTrainingRun:
    """A run in which nothing is wrong, but for what is said."""
    said: dict[str, Any] = {"experiment": EXPERIMENT, "start_timestamp": T, "end_timestamp": T}
    return MLTrainingRun(**{"urn": RUN, "run_result": "SUCCESS", **said, **fields})


def model(**fields: Any) -> MLModel:
    """A model in which nothing is wrong, but for what is said."""
    said: dict[str, Any] = {"version": "1", "groups": [GROUP], "training_runs": [RUN]}
    return MLModel(**{"urn": MODEL, **said, **fields})


GOOD: tuple[AnyEntity, ...] = (
    MLExperiment(urn=EXPERIMENT),
    run(),
    MLModelGroup(urn=GROUP, external_url="https://mlflow.example/g"),
    model(training_metrics={"accuracy": 0.9}),
    Dataset(urn=DATASET),
)


def found(*system: AnyEntity) -> list[tuple[str, str]]:
    """Code and URN of what is found without a server."""
    return [(each.code, each.urn) for each in lint_description(system)]


def test_nothing_is_found_where_all_is_well() -> None:
    """The tutorial's system obeys every rule."""
    report = lint_description(GOOD)

    assert list(report) == []
    assert report.ok
    assert str(report) == "5 entities: nothing found"


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param([run(experiment=None)], [("ML001", RUN)], id="run without experiment"),
        pytest.param([model(groups=None)], [("ML002", MODEL)], id="model without group"),
        pytest.param(
            [run(run_result="FAILURE"), model()], [("ML003", MODEL)], id="failed run registered"
        ),
        pytest.param(
            [run(run_result="FAILURE", outputs=[MODEL]), model(training_runs=None)],
            [("ML003", MODEL)],
            id="failed run wrote the model",
        ),
        pytest.param([model(training_runs=[])], [("ML004", MODEL)], id="model without run"),
        pytest.param(
            [run(outputs=[MODEL]), model(training_runs=None)], [], id="model is a run's output"
        ),
        pytest.param(
            [model(version_set=SET), model(urn=OTHER, version_set=SET)],
            [("ML005", OTHER)],
            id="same version in a set",
        ),
        pytest.param(
            [model(version_set=SET), model(urn=OTHER, version="2", version_set=SET)],
            [],
            id="different versions in a set",
        ),
        pytest.param(
            [Dataset(urn=DATASET, custom_properties={str(n): "" for n in range(1001)})],
            [("ML008", DATASET)],
            id="long list",
        ),
        pytest.param(
            [Dataset(urn=DATASET, removed=True), run(inputs=[DATASET])],
            [("ML010", RUN)],
            id="link to soft-deleted",
        ),
        pytest.param(
            [MLTrainingRun(urn=RUN, experiment=EXPERIMENT)], [("ML011", RUN)], id="no state"
        ),
        pytest.param(
            [
                model(version_set=SET, aliases=["champion"]),
                model(urn=OTHER, version="2", version_set=SET, aliases=["champion"]),
            ],
            [("ML012", OTHER)],
            id="same alias in a set",
        ),
        pytest.param([model(version=None)], [("ML013", MODEL)], id="no version"),
        pytest.param(
            [model(), model(urn=OTHER, version="2")], [("ML014", GROUP)], id="scattered versions"
        ),
        pytest.param(
            [run(inputs=[DATASET], outputs=[DATASET])], [("ML015", RUN)], id="input is output"
        ),
        pytest.param(
            [model(training_metrics={"a": float("nan")})], [("ML016", MODEL)], id="NaN metric"
        ),
        pytest.param(
            [model(training_metrics={"a": "high"})], [("ML016", MODEL)], id="metric is a word"
        ),
        pytest.param(
            [run(external_url="https:localhost:5000")], [("ML017", RUN)], id="malformed URL"
        ),
        pytest.param([run(external_url="http://[")], [("ML017", RUN)], id="unreadable URL"),
    ],
)
def test_a_rule_finds_what_it_is_about(
    system: list[AnyEntity], expected: list[tuple[str, Urn]]
) -> None:
    """Exactly that, on the entity that is to be mended."""
    assert found(*system) == expected


def test_every_rule_has_a_code_of_its_own() -> None:
    """Codes are names that CI configurations rely on."""
    assert [rule.code for rule in RULES] == [f"ML{n:03}" for n in range(1, len(RULES) + 1)]
    assert len({rule.name for rule in RULES}) == len(RULES)


@given(st.lists(entities(), max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_description_can_be_linted(system: list[AnyEntity]) -> None:
    """Hostile values make findings, not errors, and every finding is about what is described."""
    report = lint_description(system)

    about = {entity.urn for entity in system}
    about |= {g for entity in system for g in getattr(entity, "groups", None) or ()}
    assert {finding.urn for finding in report} <= about
    noun = "entity" if report.entities == 1 else "entities"
    assert f"{report.entities} {noun}: " in str(report)


def test_rules_can_be_ignored() -> None:
    """By code; the others are applied."""
    report = lint_description([model(groups=None, training_runs=None)], ignore=["ML002"])

    assert [finding.code for finding in report] == ["ML004"]


async def test_an_unknown_code_is_refused() -> None:
    """A typing error would otherwise ignore nothing, silently."""
    with pytest.raises(InvalidValueError, match="'ML2' is none of ML001"):
        lint_description([], ignore=["ML2"])
    async with LocalDataHub() as datahub:
        with pytest.raises(InvalidValueError, match="'ML2'"):
            await datahub.client.lint([], ignore=["ML2"])
        assert datahub.requests == []


async def test_what_datahub_has_counts_as_well() -> None:
    """A run that is in an experiment already need not say it again."""
    async with LocalDataHub() as datahub:
        for entity in GOOD:
            await datahub.client.create(entity)
        bare = (MLTrainingRun(urn=RUN), MLModel(urn=MODEL))

        assert [each.code for each in lint_description(bare)] == [
            "ML001",
            "ML011",
            "ML002",
            "ML004",
        ]
        report = await datahub.client.lint(bare)

    assert list(report) == []
    assert report.skipped is None


async def test_a_failed_run_that_is_not_described_is_found() -> None:
    """What is linked is read, too."""
    async with LocalDataHub() as datahub:
        for entity in (*GOOD, run(run_result="FAILURE")):
            await datahub.client.create(entity)
        report = await datahub.client.lint([model()])

    assert [(each.code, each.urn) for each in report] == [("ML003", MODEL)]
    assert not report.ok


async def test_a_described_success_after_a_stored_failure_counts() -> None:
    """The later event says how the run ended, wherever it comes from."""
    later = datetime(2025, 1, 1, tzinfo=UTC)
    async with LocalDataHub() as datahub:
        for entity in (*GOOD, run(run_result="FAILURE")):
            await datahub.client.create(entity)
        retried = run(start_timestamp=later, end_timestamp=later)

        assert [each.code for each in await datahub.client.lint([retried, model()])] == []
        overtaken = run(start_timestamp=0, end_timestamp=0)
        report = await datahub.client.lint([overtaken, model()])

    assert [each.code for each in report] == ["ML003"]


async def test_an_input_without_an_edge_gives_no_lineage() -> None:
    """As written by programs that fill ``inputs`` only."""
    async with LocalDataHub() as datahub:
        for entity in GOOD:
            await datahub.client.create(entity)
        await put(datahub, RUN, "dataProcessInstanceInput", {"inputs": [DATASET]})

        [finding] = await datahub.client.lint([run()])
        described = await datahub.client.lint([run(inputs=[DATASET])])

    assert (finding.code, finding.urn) == ("ML006", RUN)
    assert str(DATASET) in finding.message
    assert list(described) == []


async def test_stored_sort_ids_count() -> None:
    """Other programs make sort ids that do not follow from the version."""
    one, two = model(version_set=SET), model(urn=OTHER, version="2", version_set=SET)
    async with LocalDataHub() as datahub:
        for entity in (*GOOD[:3], one, two):
            await datahub.client.create(entity)
        for urn in (MODEL, OTHER):
            stored = dict(datahub.aspects(urn)["versionProperties"].value)
            stored.pop("isLatest", None)
            await put(datahub, urn, "versionProperties", {**stored, "sortId": f"{urn}"})
        good = await datahub.client.lint([one, two])
        stored = dict(datahub.aspects(OTHER)["versionProperties"].value)
        stored.pop("isLatest", None)
        await put(datahub, OTHER, "versionProperties", {**stored, "sortId": str(MODEL)})
        bad = await datahub.client.lint([one, two])

    assert list(good) == []
    assert [(each.code, each.urn) for each in bad] == [("ML005", OTHER)]


async def test_versions_that_only_the_server_has_count() -> None:
    """A model that is neither described nor linked may be where a described one is to be."""
    there, new = model(urn=OTHER, version_set=SET), model(version_set=SET)
    elsewhere = model(urn=MLModelUrn.build("elsewhere"))
    async with LocalDataHub() as datahub:
        for entity in (*GOOD[:3], there, elsewhere):
            await datahub.client.create(entity)
        report = await datahub.client.lint([new])
        await datahub.client.soft_delete(OTHER)
        after = await datahub.client.lint([new])

    assert [each.code for each in report if each.code == "ML005"] == ["ML005"]
    (finding,) = [each for each in report if each.code == "ML005"]
    assert str(OTHER) in f"{finding.urn} {finding.message}"
    assert [each.code for each in after if each.code == "ML005"] == []


async def test_a_link_that_leads_nowhere_is_found() -> None:
    """Neither described nor in DataHub."""
    async with LocalDataHub() as datahub:
        report = await datahub.client.lint([model()])

    assert [(each.code, each.severity) for each in report] == [("ML009", Severity.ERROR)] * 2


async def test_a_link_to_what_is_soft_deleted_is_found() -> None:
    """On the server, where the description says nothing about it."""
    async with LocalDataHub() as datahub:
        for entity in GOOD:
            await datahub.client.create(entity)
        await datahub.client.soft_delete(EXPERIMENT)
        report = await datahub.client.lint([run()])

    assert [each.code for each in report] == ["ML010"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param(
            {"platform": "urn:li:dataPlatform:mlflow", "id": "Default"},
            "03d28ec52349332a202a252cb2388d83",
            id="experiment",
        ),
        pytest.param(
            {"platform": "urn:li:dataPlatform:mlflow", "id": "Прогноз продаж 🚀 (v2), α/β"},
            "45daada2b595a8a14221cee7a7040cf4",
            id="experiment with a hostile name",
        ),
        pytest.param(
            {"orchestrator": "mlflow", "id": "02660a3bee9941ed983667f678ce5611"},
            "2666299269d6ebea994d5ec0c29e3aca",
            id="run",
        ),
        pytest.param(
            {"platform": "mlflow", "name": "churn-classifier"},
            "fe9b10cdcbefe23c24d4d0717c1b9e16",
            id="version set",
        ),
    ],
)
def test_ids_are_those_of_datahubs_ingestion(key: dict[str, str], expected: str) -> None:
    """As computed by DataHub's own code."""
    assert guid(**key) == expected


OFFICIAL = ExperimentUrn.build("03d28ec52349332a202a252cb2388d83")


async def test_a_duplicate_of_datahubs_mlflow_source_is_found() -> None:
    """The experiment's name is the same, and the source has written it under its own URN."""
    mine = MLExperiment(urn=EXPERIMENT, name="Default")
    async with LocalDataHub() as datahub:
        before = await datahub.client.lint([mine])
        await datahub.client.create(MLExperiment(urn=OFFICIAL, name="Default"))
        after = await datahub.client.lint([mine])

    assert list(before) == []
    assert [(each.code, each.urn) for each in after] == [("ML007", EXPERIMENT)]
    assert str(OFFICIAL) in after.findings[0].message


def test_a_duplicate_within_the_description_is_found() -> None:
    """Without a server, too; the source's own entity is no duplicate of itself."""
    mine = MLExperiment(urn=EXPERIMENT, name="Default")
    assert found(mine, MLExperiment(urn=OFFICIAL, name="Default")) == [("ML007", EXPERIMENT)]


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        pytest.param(
            run(id="02660a3bee9941ed983667f678ce5611"),
            "urn:li:dataProcessInstance:2666299269d6ebea994d5ec0c29e3aca",
            id="run by its id",
        ),
        pytest.param(
            model(groups=["urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,churn,PROD)"]),
            "urn:li:mlModel:(urn:li:dataPlatform:mlflow,churn_1,PROD)",
            id="model by group and version",
        ),
        pytest.param(
            model(
                groups=["urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,churn-classifier,PROD)"]
            ),
            "urn:li:versionSet:(fe9b10cdcbefe23c24d4d0717c1b9e16,mlModel)",
            id="version set by group",
        ),
    ],
)
def test_the_mlflow_sources_urns(entity: AnyEntity, expected: str) -> None:
    """As that source builds them."""
    assert expected in list(official_urns(entity))


@pytest.mark.parametrize(
    "entity",
    [
        pytest.param(run(platform="vertexai"), id="run elsewhere"),
        pytest.param(MLExperiment(urn=EXPERIMENT, platform="vertexai"), id="experiment elsewhere"),
        pytest.param(model(urn=MLModelUrn.build("m", "vertexai")), id="model elsewhere"),
        pytest.param(Dataset(urn=DATASET), id="data set"),
    ],
)
def test_other_platforms_have_nothing_to_do_with_mlflow(entity: AnyEntity) -> None:
    """DataHub's MLflow source writes none of them."""
    assert list(official_urns(entity)) == []


async def test_a_thousand_entities_take_few_requests() -> None:
    """One for a hundred entities, and one for a hundred stored aspects."""
    system: list[AnyEntity] = [MLExperiment(urn=EXPERIMENT), MLModelGroup(urn=GROUP)]
    system += [run(urn=TrainingRunUrn.build(f"r{n}")) for n in range(499)]
    system += [
        model(
            urn=MLModelUrn.build(f"m{n}"),
            version=str(n),
            version_set=SET,
            training_runs=[TrainingRunUrn.build(f"r{n}")],
        )
        for n in range(499)
    ]
    async with LocalDataHub() as datahub:
        report = await datahub.client.lint(system)

        assert list(report) == []
        assert report.requests == len(datahub.requests)
        # The second ten ask for what DataHub's MLflow source may have written.
        assert report.requests <= 30


async def test_without_rest_the_report_says_what_was_not_looked_at() -> None:
    """A proxy may let GraphQL through and nothing else."""
    async with LocalDataHub() as datahub:
        for entity in GOOD:
            await datahub.client.create(entity)
        transport = GraphQLOnly(datahub.transport)
        async with DataHubMLClient(datahub.url, transport=transport) as client:
            report = await client.lint(GOOD)

    assert list(report) == []
    assert "HTTP 403" in (report.skipped or "")
    assert "not looked at in full" in str(report)
