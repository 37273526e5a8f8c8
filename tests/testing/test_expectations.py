"""Expectations: what is met passes, what is not explains itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mldh_graphql import InvalidUrnError, InvalidValueError, MLModelUrn, RunResultType
from tests.testing.pipeline import IRIS, PREDICTIONS, train

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql import DataHubMLClient
    from mldh_graphql.testing import DataHubFixture

ARIMA = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)"


def failure(expectation: Callable[[], object]) -> str:
    """The text of an expectation that is not met."""
    with pytest.raises(AssertionError) as raised:
        expectation()
    return str(raised.value)


@pytest.fixture
def trained(datahub: DataHubFixture, datahub_client: DataHubMLClient) -> DataHubFixture:
    """A DataHub after the pipeline has run."""
    asyncio.run(train(datahub_client))
    return datahub


def test_all_that_is_met_passes(trained: DataHubFixture) -> None:
    """Every field and link of the pipeline, by name and by URN, from both ends."""
    expect = trained.expect
    model = expect.model("arima_model").name("ARIMA").description("Forecasts passengers.")
    model.version("1.0").alias("champion").property("team", "forecasting")
    model.external_url("https://mlflow.example/1").tag("forecasting").owner("jdoe")
    model.plain_tag("arima").metrics({"val/loss": 0.25}, accuracy=0.9).params(learning_rate=0.01)
    model.metric("accuracy", at_least=0.8, at_most=1).metric("val/loss")
    model.in_group("airline_models").trained_by("run_4").from_datasets("iris_input", IRIS)
    expect.model(ARIMA).trained_by("urn:li:dataProcessInstance:run_4")
    group = expect.model_group("airline_models").name("Airline Models")
    group.has_models("arima_model", ARIMA).trained_by("run_4")
    run = expect.run("run_4").succeeded().result(RunResultType.SUCCESS).metrics(accuracy=0.9)
    run.in_experiment("airline_experiment").consumed("iris_input").produced(PREDICTIONS)
    run.trained("arima_model").output_url("s3://models/arima")
    expect.experiment("airline_experiment").has_runs("run_4")
    expect.dataset("iris_output", platform="s3").produced_by("run_4")
    expect.dataset(PREDICTIONS)
    expect.absent("urn:li:dataProcessInstance:run_5")


async def test_in_async_tests_there_is_nothing_to_await(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """The same chain checks at once while an event loop is running."""
    await train(datahub_client)

    datahub.expect.model("arima_model").in_group("airline_models").trained_by("run_4")
    with pytest.raises(AssertionError, match=r"'1\.1'"):
        datahub.expect.model("arima_model").version("1.1")


def test_a_failure_shows_the_difference_what_is_there_and_the_lineage(
    trained: DataHubFixture,
) -> None:
    """All of it, as it is printed."""
    text = failure(lambda: trained.expect.model("arima_model").metrics(accuracy=0.95, f1=1))

    difference, _, lineage = text.partition("Its lineage:")
    assert difference == (
        """\
model 'arima_model' is not as expected
  urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)
  - training_metrics['accuracy']: '0.95'
  + training_metrics['accuracy']: '0.9'
  - training_metrics['f1']: '1'
  + training_metrics['f1']: nothing
DataHub has:
  name: 'ARIMA'
  description: 'Forecasts passengers.'
  custom_properties: {'team': 'forecasting'}
  external_url: 'https://mlflow.example/1'
  tags: 'forecasting'
  owners: [urn:li:corpuser:jdoe as TECHNICAL_OWNER]
  version: '1.0'
  aliases: ['champion']
  hyper_params: learning_rate=0.01
  training_metrics: accuracy=0.9, val/loss=0.25
  plain_tags: ['arima']
  groups: 'airline_models'
  training_runs: 'run_4'
"""
    )
    assert lineage.index("iris_input") < lineage.index("run_4")
    assert lineage.index("run_4") < lineage.index("ARIMA") < lineage.index("Airline Models")


@pytest.mark.parametrize(
    ("expectation", "lines"),
    [
        pytest.param(
            lambda expect: expect.model("arima_model").in_group("airline_model"),
            [
                "  - groups: 'airline_model'",
                "  + groups: 'airline_models'",
                "    DataHub has no model group 'airline_model'; did you mean 'airline_models'?",
            ],
            id="another group",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").trained_by("run_5"),
            ["  - training_runs: 'run_5'", "  + training_runs: 'run_4'"],
            id="another run",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").from_datasets("iris_inputs"),
            [
                "  - datasets that its runs read: 'iris_inputs'",
                "  + datasets that its runs read: 'iris_input'",
                "    did you mean 'iris_input'?",
            ],
            id="another input",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").alias("challenger"),
            ["  - aliases: 'challenger'", "  + aliases: 'champion'"],
            id="another alias",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").metric("accuracy", at_least=0.95),
            [
                "  - training_metrics['accuracy']: at least 0.95",
                "  + training_metrics['accuracy']: '0.9'",
            ],
            id="too low",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").metric("val/loss", at_most=0.1),
            [
                "  - training_metrics['val/loss']: at most 0.1",
                "  + training_metrics['val/loss']: '0.25'",
            ],
            id="too high",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").metric("f1"),
            ["  - training_metrics['f1']: any value", "  + training_metrics['f1']: nothing"],
            id="no such metric",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model").owner("nobody"),
            ["  - owners: 'nobody'", "  + owners: 'jdoe'"],
            id="another owner",
        ),
        pytest.param(
            lambda expect: expect.run("run_4").failed(),
            ["  - run_result: FAILURE", "  + run_result: SUCCESS"],
            id="another result",
        ),
        pytest.param(
            lambda expect: expect.run("run_4").in_experiment("other"),
            ["  - experiment: 'other'", "  + experiment: 'airline_experiment'"],
            id="another experiment",
        ),
        pytest.param(
            lambda expect: expect.run("run_4").produced("arima_model"),
            ["  - outputs: 'arima_model'", "  + outputs: 'iris_output'"],
            id="another output",
        ),
        pytest.param(
            lambda expect: expect.model_group("airline_models").trained_by("run_5"),
            ["  - training_runs: 'run_5'", "  + training_runs: 'run_4'"],
            id="another run of a group",
        ),
        pytest.param(
            lambda expect: expect.dataset(PREDICTIONS).consumed_by("run_4"),
            ["  - inputs: 'iris_output'"],
            id="written, not read",
        ),
        pytest.param(
            lambda expect: expect.absent(ARIMA),
            ["  - the whole entity: nothing", "  + the whole entity: it exists"],
            id="it is there",
        ),
    ],
)
def test_a_failure_says_what_is_there_instead(
    trained: DataHubFixture, expectation: Callable[[object], object], lines: list[str]
) -> None:
    """Expected and actual stand one below the other; a similar name is offered."""
    text = failure(lambda: expectation(trained.expect))

    assert "\n".join(lines) in text


@pytest.mark.parametrize(
    ("expectation", "text"),
    [
        pytest.param(
            lambda expect: expect.model("arima"),
            "no model 'arima'; did you mean 'arima_model'?\n"
            "  urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima,PROD)\n"
            "  models that exist: 'arima_model'",
            id="half of a name",
        ),
        pytest.param(
            lambda expect: expect.model("arima_model", platform="sagemaker"),
            f"no model 'arima_model'; did you mean {ARIMA}?\n"
            "  urn:li:mlModel:(urn:li:dataPlatform:sagemaker,arima_model,PROD)\n"
            "  models that exist: 'arima_model'",
            id="another platform",
        ),
        pytest.param(
            lambda expect: expect.dataset(IRIS),
            "no dataset 'iris_input'; did you mean 'iris_output'?\n"
            "  urn:li:dataset:(urn:li:dataPlatform:s3,iris_input,PROD)\n"
            "  datasets that exist: 'iris_output'",
            id="only linked to",
        ),
        pytest.param(
            lambda expect: expect.model_group("airline_models").has_models("arima_modle"),
            "no model 'arima_modle'; did you mean 'arima_model'?\n"
            "  urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_modle,PROD)\n"
            "  models that exist: 'arima_model'",
            id="a model of a group",
        ),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(
    trained: DataHubFixture, expectation: Callable[[object], object], text: str
) -> None:
    """And with what may have been meant."""
    assert failure(lambda: expectation(trained.expect)) == text


def test_an_empty_datahub_has_none(datahub: DataHubFixture) -> None:
    """Nothing is offered where there is nothing."""
    assert failure(lambda: datahub.expect.run("run_4")) == (
        "no training run 'run_4'\n"
        "  urn:li:dataProcessInstance:run_4\n"
        "  training runs that exist: none"
    )


async def test_a_soft_deleted_entity_is_no_longer_expected(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """It counts as absent, and who expects it is told why."""
    urn = await datahub_client.create_model("arima_model", version="1.0")
    await datahub_client.soft_delete(urn)

    datahub.expect.absent(urn)
    assert "soft-deleted" in failure(lambda: datahub.expect.model("arima_model"))


@pytest.mark.datahub(index_lag=60)
async def test_a_late_index_is_said_to_be_the_reason(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """What is stored and does not show yet is told apart from what is missing."""
    await train(datahub_client)

    text = failure(lambda: datahub.expect.model("arima_model").in_group("airline_models"))
    assert "not visible yet" in text
    assert "The index lags by 60 s here; datahub.flush_index() brings it up to date." in text

    for expectation in (
        lambda: datahub.expect.run("run_4").consumed("iris_input"),
        lambda: datahub.expect.run("run_4").succeeded(),
        lambda: datahub.expect.model("arima_model").from_datasets("iris_input"),
    ):
        assert "The index lags by 60 s here" in failure(expectation)
    assert "The index" not in failure(lambda: datahub.expect.model("arima_model").owner("x"))

    datahub.flush_index()
    datahub.expect.model("arima_model").in_group("airline_models").from_datasets("iris_input")


async def test_a_run_that_has_not_ended_has_no_result(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """The failure says so."""
    await datahub_client.create_training_run("run_1", start_timestamp=1628580000000)

    text = failure(lambda: datahub.expect.run("run_1").succeeded())
    assert "  - run_result: SUCCESS\n  + run_result: it has not ended" in text


@pytest.mark.parametrize(
    "expectation",
    [
        pytest.param(lambda expect: expect.model("m").in_group(), id="no groups"),
        pytest.param(lambda expect: expect.model("m").metrics(), id="no metrics"),
        pytest.param(lambda expect: expect.model("m").tag(), id="no tags"),
        pytest.param(lambda expect: expect.model("m").alias(""), id="an empty alias"),
        pytest.param(lambda expect: expect.dataset("d"), id="a data set without platform"),
    ],
)
async def test_an_expectation_that_says_nothing_is_refused(
    datahub: DataHubFixture,
    datahub_client: DataHubMLClient,
    expectation: Callable[[object], object],
) -> None:
    """Otherwise it would pass whatever happened."""
    await datahub_client.create_model("m", version="1")

    with pytest.raises(InvalidValueError):
        expectation(datahub.expect)


async def test_a_urn_of_another_kind_is_refused(datahub: DataHubFixture) -> None:
    """Before anything is asked."""
    with pytest.raises(InvalidUrnError):
        datahub.expect.model_group(MLModelUrn(ARIMA))


async def test_expectations_are_neither_recorded_nor_hit_by_faults(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """Only what the test asks counts."""
    await datahub_client.create_model("m", version="1")
    sent = len(datahub.requests)
    datahub.inject("500 always")

    datahub.expect.model("m").version("1")

    assert len(datahub.requests) == sent


async def test_a_failure_of_something_large_stays_short(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """Ten names of a field, and forty lines of lineage."""
    async with datahub_client.bulk() as bulk:
        groups = [await bulk.create_model_group(f"group_{n:02}") for n in range(60)]
        await bulk.create_model("m", version="1", groups=groups)

    text = failure(lambda: datahub.expect.model("m").in_group("group"))

    assert "  groups: 'group_00', 'group_01'," in text
    assert "'group_09' and 50 more\n" in text
    assert text.endswith("\n  … and 21 more lines")


async def test_many_entities_of_a_kind_are_not_all_listed(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """Ten names and how many more there are."""
    async with datahub_client.bulk() as bulk:
        for number in range(12):
            await bulk.create_experiment(f"e_{number:02}")

    text = failure(lambda: datahub.expect.experiment("nothing like it"))
    assert text.endswith("'e_09' and 2 more")


async def test_names_cannot_forge_lines_of_a_failure(
    datahub: DataHubFixture, datahub_client: DataHubMLClient
) -> None:
    """What others wrote stays on its line."""
    urn = await datahub_client.create_model_group("g", description="a\nDataHub has: nothing")

    text = failure(lambda: datahub.expect.model_group(urn).description("b"))
    assert "\nDataHub has: nothing" not in text
