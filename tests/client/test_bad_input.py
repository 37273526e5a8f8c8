"""What cannot be written is refused before anything is sent; the error names the argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from mldh_graphql.entities import AuditStamp, HyperParam, Link, Metric, Owner, RunEvent
from mldh_graphql.errors import DataHubMLError, InvalidUrnError, InvalidValueError
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TagUrn,
    TrainingRunUrn,
)

if TYPE_CHECKING:
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.local import LocalDataHub

# What a type checker would refuse, and people pass all the same.
MODEL: Any = MLModelUrn.build("m")
GROUP: Any = MLModelGroupUrn.build("g")
RUN: Any = TrainingRunUrn.build("r")
EXPERIMENT: Any = ExperimentUrn.build("e")
DATASET: Any = DatasetUrn.build("d", "s3")
TAG: Any = TagUrn.build("t")
NOTHING: Any = None
NUMBER: Any = 5
FLOAT: Any = 1.5
TEXT: Any = "arima"
PAIRS: Any = [("a", "b")]
THREE: Any = ("a", "b", "c")
NAIVE = datetime(2021, 8, 10)  # noqa: DTZ001 - the point
START = datetime(2021, 8, 10, tzinfo=UTC)
HALF = "\ud800"

Call = Callable[["DataHubMLClient"], Any]


class NumberLike:
    """Something that has a float value but is no number, as some libraries' scalars."""

    def __float__(self) -> float:
        return 0.9


async def refused(datahub: LocalDataHub, call: Call) -> DataHubMLError:
    """The error of a call, which sends nothing."""
    with pytest.raises(DataHubMLError) as raised:
        await call(datahub.client)
    assert datahub.requests == []
    return raised.value


def cases(**calls: Call) -> list[Any]:
    """Name each case after its argument; what follows two underscores only tells them apart."""
    return [
        pytest.param(call, name.partition("__")[0], id=name.replace("__", " "))
        for name, call in calls.items()
    ]


@pytest.mark.parametrize(
    ("call", "argument"),
    cases(
        model_urn__get=lambda c: c.get_model(GROUP),
        model_urn__runs=lambda c: c.runs_of_model(GROUP),
        model_urn__update=lambda c: c.update_model(GROUP, name="x"),
        model_urn__version=lambda c: c.set_version(RUN, "1"),
        model_urn__alias=lambda c: c.add_version_alias(RUN, "x"),
        model_urn__no_alias=lambda c: c.remove_version_alias(RUN, "x"),
        model_urn__plain_tag=lambda c: c.add_plain_tag(RUN, "x"),
        model_urn__no_plain_tag=lambda c: c.remove_plain_tag(RUN, "x"),
        model_urn__nothing=lambda c: c.get_model(NOTHING),
        model_urn__text=lambda c: c.get_model(TEXT),
        model_urn__link_version=lambda c: c.link_asset_version(
            model_urn=RUN, version_set="s", version="1"
        ),
        model_urn__unlink_version=lambda c: c.unlink_asset_version(model_urn=RUN, version_set="s"),
        version_set__latest=lambda c: c.latest_version(TAG),
        version_set__versions=lambda c: c.versions_of_set(""),
        version_set__nothing=lambda c: c.versions_of_set(NOTHING),
        urn__aspects=lambda c: c.raw_aspects(NUMBER),
        model_group_urn__get=lambda c: c.get_model_group(MODEL),
        model_group_urn__models=lambda c: c.models_of_group(MODEL),
        model_group_urn__runs=lambda c: c.runs_of_model_group(MODEL),
        model_group_urn__update=lambda c: c.update_model_group(MODEL, name="x"),
        experiment_urn__get=lambda c: c.get_experiment(RUN),
        experiment_urn__runs=lambda c: c.runs_of_experiment(RUN),
        experiment_urn__update=lambda c: c.update_experiment(RUN, name="x"),
        run_urn__get=lambda c: c.get_training_run(EXPERIMENT),
        run_urn__inputs=lambda c: c.inputs_of_run(EXPERIMENT),
        run_urn__outputs=lambda c: c.outputs_of_run(EXPERIMENT),
        run_urn__models=lambda c: c.models_of_run(EXPERIMENT),
        run_urn__events=lambda c: c.events_of_run(EXPERIMENT),
        run_urn__update=lambda c: c.update_training_run(EXPERIMENT, name="x"),
        run_urn__output_url=lambda c: c.add_output_url(MODEL, "x"),
        run_urn__no_output_url=lambda c: c.remove_output_url(MODEL, "x"),
        dataset_urn__get=lambda c: c.get_dataset(MODEL),
        dataset_urn__update=lambda c: c.update_dataset(MODEL, name="x"),
        groups=lambda c: c.create_model("m", version="1", groups=[RUN]),
        training_runs__model=lambda c: c.create_model("m", version="1", training_runs=[GROUP]),
        training_runs__group=lambda c: c.create_model_group("g", training_runs=[DATASET]),
        experiment__create=lambda c: c.create_training_run("r", experiment=RUN),
        inputs=lambda c: c.create_training_run("r", inputs=[GROUP]),
        outputs=lambda c: c.create_training_run("r", outputs=[EXPERIMENT]),
        platform__model=lambda c: c.create_model("m", version="1", platform=TAG),
        platform__experiment=lambda c: c.create_experiment("e", platform=TAG),
        platform__run=lambda c: c.create_training_run("r", platform=TAG),
        platform__dataset=lambda c: c.create_dataset("d", platform=TAG),
        version_set__create=lambda c: c.create_model("m", version="1", version_set=TAG),
        version_set__set=lambda c: c.set_version(MODEL, "1", version_set=TAG),
        tags__run=lambda c: c.create_model_group("g", tags=[RUN]),
        terms=lambda c: c.create_model_group("g", terms=[TAG]),
        owner=lambda c: c.create_model_group("g", owners=[TAG]),
        domain=lambda c: c.create_model_group("g", domain=TAG),
        structured_properties=lambda c: c.create_dataset(
            "d", platform="s3", structured_properties={TAG: "x"}
        ),
        urn__exists=lambda c: c.exists("x"),
        urn__upstream=lambda c: c.upstream(NOTHING),
        urn__downstream=lambda c: c.downstream(NUMBER),
        urn__lineage=lambda c: c.lineage(NOTHING),
        urns__get=lambda c: c.get_many([MODEL, "x"]),
        urns__hide=lambda c: c.soft_delete(MODEL, "x"),
        urns__show=lambda c: c.restore(MODEL, NUMBER),
        urn__name=lambda c: c.set_name(TAG, "x"),
        urn__no_name=lambda c: c.unset_name(TAG),
        urn__description=lambda c: c.set_description(TAG, "x"),
        urn__no_description=lambda c: c.unset_description(TAG),
        urn__url=lambda c: c.set_external_url(TAG, "x"),
        urn__no_url=lambda c: c.unset_external_url(TAG),
        urn__property=lambda c: c.set_custom_property(TAG, "x", "y"),
        urn__no_property=lambda c: c.remove_custom_property(TAG, "x"),
        urn__metric=lambda c: c.set_training_metric(GROUP, "x", 1),
        urn__no_metric=lambda c: c.remove_training_metric(DATASET, "x"),
        urn__param=lambda c: c.set_hyper_param(EXPERIMENT, "x", 1),
        urn__no_param=lambda c: c.remove_hyper_param(GROUP, "x"),
        urn__tag_of_run=lambda c: c.add_tag(RUN, "x"),
        urn__no_tag_of_run=lambda c: c.remove_tag(RUN, "x"),
        urn__term_of_run=lambda c: c.add_term(RUN, "x"),
        urn__owner_of_run=lambda c: c.add_owner(RUN, "x"),
        urn__domain_of_run=lambda c: c.set_domain(RUN, "x"),
        urn__no_domain_of_run=lambda c: c.unset_domain(RUN),
        urn__link_of_run=lambda c: c.add_link(RUN, "x"),
        urn__structured_of_run=lambda c: c.set_structured_property(RUN, "x", "y"),
        tags__attach=lambda c: c.add_tag(MODEL, RUN),
        terms__attach=lambda c: c.add_term(MODEL, RUN),
        owner__attach=lambda c: c.add_owner(MODEL, TAG),
        owner__detach=lambda c: c.remove_owner(MODEL, TAG),
        domain__set=lambda c: c.set_domain(MODEL, TAG),
        structured_properties__detach=lambda c: c.remove_structured_property(MODEL, TAG),
        group__find=lambda c: c.find_models(group=MODEL),
        experiment__find=lambda c: c.find_models(experiment=MODEL),
        experiment__find_runs=lambda c: c.find_training_runs(experiment=RUN),
        platform__find=lambda c: c.find_experiments(platform=RUN),
        tag__find=lambda c: c.find_model_groups(tag=RUN),
    ),
)
async def test_another_kind_of_urn_is_refused(
    datahub: LocalDataHub, call: Call, argument: str
) -> None:
    """Wherever a URN is taken, one of another kind, and what is none, is an `InvalidUrnError`."""
    error = await refused(datahub, call)
    assert isinstance(error, InvalidUrnError)
    assert error.expected.endswith(f"for {argument}")


def link_calls() -> list[Any]:
    """Every link call, once for each of its URNs, with a URN of another kind there."""
    run_to_model = {"model_urn": MODEL, "run_urn": RUN}
    given: dict[str, dict[str, Any]] = {
        "add_model_to_model_group": {"model_urn": MODEL, "group_urn": GROUP},
        "remove_model_from_model_group": {"model_urn": MODEL, "group_urn": GROUP},
        "add_run_to_experiment": {"run_urn": RUN, "experiment_urn": EXPERIMENT},
        "remove_run_from_experiment": {"run_urn": RUN, "experiment_urn": EXPERIMENT},
        "add_run_to_model": run_to_model,
        "remove_run_from_model": run_to_model,
        "add_run_to_model_group": {"model_group_urn": GROUP, "run_urn": RUN},
        "remove_run_from_model_group": {"model_group_urn": GROUP, "run_urn": RUN},
    }
    for way in ("add_input_datasets_to", "remove_input_datasets_from"):
        given[f"{way}_run"] = {"run_urn": RUN, "dataset_urns": [DATASET]}
        given[f"{way.replace('input', 'output')}_run"] = {"run_urn": RUN, "dataset_urns": [DATASET]}
    found = []
    for name, arguments in given.items():
        for argument, right in arguments.items():
            wrong = [DATASET, MODEL] if isinstance(right, list) else TAG
            bad = {**arguments, argument: wrong}
            found.append(pytest.param(name, bad, argument, id=f"{name} {argument}"))
    return found


@pytest.mark.parametrize(("name", "arguments", "argument"), link_calls())
async def test_links_refuse_another_kind_of_urn(
    datahub: LocalDataHub, name: str, arguments: dict[str, Any], argument: str
) -> None:
    """Swapping two URNs of a link never reaches DataHub."""
    error = await refused(datahub, lambda client: getattr(client, name)(**arguments))
    assert isinstance(error, InvalidUrnError)
    assert error.expected.endswith(f"for {argument}")


@pytest.mark.parametrize(
    ("call", "argument"),
    cases(
        model_id__empty=lambda c: c.create_model("", version="1"),
        model_id__nothing=lambda c: c.create_model(NOTHING, version="1"),
        model_id__number=lambda c: c.create_model(NUMBER, version="1"),
        model_id__long=lambda c: c.create_model("m" * 600, version="1"),
        model_id__surrogate=lambda c: c.create_model(HALF, version="1"),
        model_id__padded=lambda c: c.create_model(" m", version="1"),
        group_id__empty=lambda c: c.create_model_group(""),
        group_id__long=lambda c: c.create_model_group("模" * 200),
        experiment_id__empty=lambda c: c.create_experiment(""),
        run_id__empty=lambda c: c.create_training_run(""),
        run_id__line_break=lambda c: c.create_training_run("a\nb"),
        dataset_id__empty=lambda c: c.create_dataset("", platform="s3"),
        platform__empty=lambda c: c.create_dataset("d", platform=""),
        version_set__empty=lambda c: c.create_model("m", version="1", version_set=""),
        version_set__number=lambda c: c.set_version(MODEL, "1", version_set=NUMBER),
        version_set__long=lambda c: c.create_model("m", version="1", version_set="x" * 600),
        tags__empty=lambda c: c.add_tag(MODEL, ""),
        terms__empty=lambda c: c.add_term(MODEL, ""),
        owner__empty=lambda c: c.add_owner(MODEL, ""),
        owner__number=lambda c: c.create_model_group("g", owners=[NUMBER]),
        domain__empty=lambda c: c.set_domain(MODEL, ""),
        actor__empty=lambda c: c.update_model(MODEL, last_modified=AuditStamp(START, "")),
    ),
)
async def test_parts_that_make_no_urn_are_refused(
    datahub: LocalDataHub, call: Call, argument: str
) -> None:
    """Ids are not empty, not too long, text, and nothing that DataHub silently drops."""

    async def checked(client: DataHubMLClient) -> None:
        await call(client)

    error = await refused(datahub, checked)
    assert isinstance(error, InvalidUrnError)
    assert error.expected.endswith(f"for {argument}")


@pytest.mark.parametrize("env", ["prod", "PRODUCTION", "", " PROD"])
@pytest.mark.parametrize("noun", ["model", "model_group", "dataset"])
async def test_an_unknown_env_is_refused(datahub: LocalDataHub, noun: str, env: str) -> None:
    """DataHub would drop the item without a word; the message lists what there is."""
    arguments = {"model": {"version": "1"}, "model_group": {}, "dataset": {"platform": "s3"}}[noun]
    error = await refused(
        datahub, lambda client: getattr(client, f"create_{noun}")("x", env=env, **arguments)
    )
    assert isinstance(error, InvalidUrnError)
    assert error.expected.startswith("the env in")
    assert "PROD" in error.reason


@pytest.mark.parametrize(
    ("call", "argument"),
    cases(
        created__model=lambda c: c.create_model("m", version="1", created=NAIVE),
        created__group=lambda c: c.create_model_group("g", created=NAIVE),
        created__experiment=lambda c: c.create_experiment("e", created=NAIVE),
        created__run=lambda c: c.create_training_run("r", created=NAIVE),
        created__dataset=lambda c: c.create_dataset("d", platform="s3", created=NAIVE),
        created__link=lambda c: c.add_link(MODEL, "x", created=NAIVE),
        created__text=lambda c: c.create_experiment("e", created=TAG),
        created__seconds=lambda c: c.create_experiment("e", created=FLOAT),
        created__far=lambda c: c.create_experiment("e", created=2**60),
        last_modified__model=lambda c: c.update_model(MODEL, last_modified=NAIVE),
        last_modified__group=lambda c: c.update_model_group(GROUP, last_modified=NAIVE),
        last_modified__experiment=lambda c: c.update_experiment(EXPERIMENT, last_modified=NAIVE),
        last_modified__dataset=lambda c: c.update_dataset(DATASET, last_modified=NAIVE),
        start_timestamp=lambda c: c.create_training_run("r", start_timestamp=NAIVE),
        start_timestamp__update=lambda c: c.update_training_run(RUN, start_timestamp=NAIVE),
        end_timestamp=lambda c: c.create_training_run("r", end_timestamp=NAIVE),
        end_timestamp__before_start=lambda c: c.create_training_run(
            "r", start_timestamp=START, end_timestamp=START - timedelta(milliseconds=1)
        ),
        end_timestamp__missing=lambda c: c.create_training_run("r", run_result="SUCCESS"),
        run_result=lambda c: c.create_training_run("r", run_result="OK", end_timestamp=START),
        run_result__case=lambda c: c.update_training_run(
            RUN, run_result="success", end_timestamp=START
        ),
        native_result_type=lambda c: c.create_training_run("r", native_result_type="x"),
        attempt__alone=lambda c: c.create_training_run("r", attempt=1),
        attempt__negative=lambda c: c.create_training_run("r", start_timestamp=1, attempt=-1),
        attempt__large=lambda c: c.create_training_run("r", start_timestamp=1, attempt=2**31),
        start__events=lambda c: c.events_of_run(RUN, start=NAIVE),
        end__events=lambda c: c.events_of_run(RUN, end=NAIVE),
        limit__zero=lambda c: c.events_of_run(RUN, limit=0),
        limit__much=lambda c: c.events_of_run(RUN, limit=10_001),
        limit__true=lambda c: c.events_of_run(RUN, limit=True),
        depth__zero=lambda c: c.lineage(MODEL, depth=0),
        depth__much=lambda c: c.lineage(MODEL, depth=51),
        depth__text=lambda c: c.lineage(MODEL, depth=TAG),
        page_size__zero=lambda c: c.find_models(page_size=0),
        page_size__much=lambda c: c.find_model_groups(page_size=1001),
        page_size__runs=lambda c: c.find_training_runs(page_size=-1),
        page_size__float=lambda c: c.find_experiments(page_size=FLOAT),
        query__models=lambda c: c.find_models(NUMBER),
        query__surrogate=lambda c: c.find_training_runs(HALF),
        custom_property__text=lambda c: c.find_models(custom_property=TAG),
        custom_property__three=lambda c: c.find_models(custom_property=THREE),
    ),
)
async def test_times_results_and_numbers_are_checked(
    datahub: LocalDataHub, call: Call, argument: str
) -> None:
    """Times have a zone, runs do not end before they start, counts are in range."""
    error = await refused(datahub, call)
    assert isinstance(error, InvalidValueError)
    assert error.argument == argument
    assert str(error).startswith(f"{argument}: ")


@pytest.mark.parametrize(
    ("call", "argument"),
    cases(
        name__long=lambda c: c.create_model_group("g", name="x" * 5000),
        name__model=lambda c: c.create_model("m", version="1", name="x" * 5000),
        name__experiment=lambda c: c.create_experiment("e", name="x" * 5000),
        name__run=lambda c: c.create_training_run("r", name="x" * 5000),
        name__dataset=lambda c: c.create_dataset("d", platform="s3", name="x" * 5000),
        name__blank=lambda c: c.create_experiment("e", name="  "),
        name__empty=lambda c: c.set_name(MODEL, ""),
        name__nothing=lambda c: c.set_name(MODEL, NOTHING),
        name__number=lambda c: c.update_dataset(DATASET, name=NUMBER),
        qualified_name=lambda c: c.create_dataset("d", platform="s3", qualified_name=" "),
        description__surrogate=lambda c: c.create_model_group("g", description=HALF),
        description__nothing=lambda c: c.set_description(MODEL, NOTHING),
        description__run=lambda c: c.set_description(RUN, "x"),
        description__no_run=lambda c: c.unset_description(RUN),
        external_url__nothing=lambda c: c.set_external_url(RUN, NOTHING),
        external_url__number=lambda c: c.update_model(MODEL, external_url=NUMBER),
        version__nothing=lambda c: c.create_model("m", version=NOTHING),
        version__float=lambda c: c.create_model("m", version=FLOAT),
        version__blank=lambda c: c.create_model("m", version=" "),
        version__set_nothing=lambda c: c.set_version(MODEL, NOTHING),
        version__group=lambda c: c.create_model_group("g", version=""),
        version_set__dataset=lambda c: c.create_model(
            "m", version="1", version_set="urn:li:versionSet:(x,dataset)"
        ),
        version__link=lambda c: c.link_asset_version(
            model_urn=MODEL, version_set="s", version=NOTHING
        ),
        comment=lambda c: c.link_asset_version(
            model_urn=MODEL, version_set="s", version="1", comment=NUMBER
        ),
        aspects=lambda c: c.raw_aspects(MODEL, NUMBER),
        aliases__blank=lambda c: c.create_model("m", version="1", alias=""),
        aliases__text=lambda c: c.create_model("m", version="1", aliases="champion"),
        aliases__nothing=lambda c: c.create_model("m", version="1", aliases=NOTHING),
        aliases__twice=lambda c: c.create_model("m", version="1", aliases=["a", "a"]),
        aliases__lists=lambda c: c.create_model("m", version="1", aliases=[PAIRS]),
        aliases__add=lambda c: c.add_version_alias(MODEL, " "),
        groups__lone=lambda c: c.create_model("m", version="1", groups=GROUP),
        tags__lone=lambda c: c.create_model("m", version="1", tags="urgent"),
        plain_tags__lone=lambda c: c.create_model("m", version="1", plain_tags="arima"),
        plain_tags__empty=lambda c: c.add_plain_tag(MODEL, ""),
        dataset_urns__lone=lambda c: c.add_input_datasets_to_run(run_urn=RUN, dataset_urns=DATASET),
        urns__lone=lambda c: c.get_many(MODEL),
        urns__nothing=lambda c: c.get_many(NOTHING),
        output_urls__empty=lambda c: c.add_output_url(RUN, ""),
        output_urls__long=lambda c: c.create_training_run("r", output_urls=["x" * 9000]),
        sub_types=lambda c: c.create_dataset("d", platform="s3", sub_types="Table"),
        url__empty=lambda c: c.add_link(MODEL, ""),
        url__create=lambda c: c.create_model_group("g", links=[""]),
        links__number=lambda c: c.create_model_group("g", links=[NUMBER]),
        links__twice=lambda c: c.create_model_group("g", links=["x", Link("x", "again")]),
        owners__twice=lambda c: c.create_model_group("g", owners=["a", Owner("a")]),
        keys__empty=lambda c: c.remove_custom_property(MODEL, ""),
        names__empty=lambda c: c.remove_training_metric(MODEL, ""),
        names__number=lambda c: c.remove_hyper_param(RUN, NUMBER),
        custom_properties__pairs=lambda c: c.create_model_group("g", custom_properties=PAIRS),
        entity=lambda c: c.create(NUMBER),
    ),
)
async def test_texts_and_lists_are_checked(
    datahub: LocalDataHub, call: Call, argument: str
) -> None:
    """Names are short and not blank, texts are UTF-8, a lone text is no list."""
    error = await refused(datahub, call)
    assert isinstance(error, InvalidValueError)
    assert error.argument == argument


@pytest.mark.parametrize("role", ["BOSS", "technical_owner", ""])
async def test_an_unknown_role_is_refused(datahub: LocalDataHub, role: Any) -> None:
    """Owners have one of DataHub's roles, or one with a URN."""
    error = await refused(datahub, lambda client: client.add_owner(MODEL, "jdoe", role))
    assert isinstance(error, InvalidValueError)
    assert error.argument == "owner type"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="None"),
        pytest.param([0.9], id="list"),
        pytest.param({"value": 0.9}, id="mapping"),
        pytest.param(1j, id="complex"),
        pytest.param(Decimal("0.9"), id="Decimal"),
        pytest.param(Fraction(9, 10), id="Fraction"),
        pytest.param(b"0.9", id="bytes"),
        pytest.param(START, id="datetime"),
        pytest.param(NumberLike(), id="only a float method"),
        pytest.param(HALF, id="surrogate"),
    ],
)
async def test_metrics_and_parameters_are_numbers_or_texts(
    datahub: LocalDataHub, value: Any
) -> None:
    """Anything else would be written in a form of its own, which nobody could read back."""
    calls: dict[str, Call] = {
        "training_metrics['a']": lambda c: c.create_model(
            "m", version="1", training_metrics={"a": value}
        ),
        "training_metrics['b']": lambda c: c.create_training_run(
            "r", training_metrics=[("b", value)]
        ),
        "hyper_params['a']": lambda c: c.update_model(MODEL, hyper_params={"a": value}),
        "hyper_params['b']": lambda c: c.update_training_run(RUN, hyper_params={"b": value}),
        "value of 'a'": lambda c: c.set_training_metric(RUN, "a", value),
        "value of 'b'": lambda c: c.set_hyper_param(MODEL, "b", value),
    }
    for argument, call in calls.items():
        error = await refused(datahub, call)
        assert isinstance(error, InvalidValueError)
        assert error.argument == argument


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        pytest.param(lambda: Metric("", 1), "name", id="metric without a name"),
        pytest.param(lambda: HyperParam("n" * 600, 1), "name", id="long name"),
        pytest.param(lambda: Metric("a", 1, created_at=NAIVE), "created_at", id="naive time"),
        pytest.param(
            lambda: RunEvent("COMPLETE", START, duration=-1), "duration", id="negative duration"
        ),
        pytest.param(
            lambda: RunEvent("COMPLETE", START, duration=timedelta(seconds=-1)),
            "duration",
            id="negative timedelta",
        ),
        pytest.param(lambda: RunEvent("DONE", START), "status", id="unknown status"),
        pytest.param(
            lambda: RunEvent("COMPLETE", START, result="OK"), "result", id="unknown result"
        ),
        pytest.param(
            lambda: RunEvent("STARTED", START, result="SUCCESS"), "status", id="result at start"
        ),
    ],
)
def test_values_are_checked_when_they_are_made(make: Callable[[], object], argument: str) -> None:
    """A `Metric` or `RunEvent` that cannot be written does not come to be."""
    with pytest.raises(InvalidValueError) as raised:
        make()
    assert raised.value.argument == argument


async def test_nothing_to_do_sends_nothing(datahub: LocalDataHub) -> None:
    """Empty lists are no requests."""
    client = datahub.client
    await client.soft_delete()
    await client.restore()
    assert await client.get_many([]) == {}
    await client.add_input_datasets_to_run(run_urn=RUN, dataset_urns=[])
    await client.remove_output_datasets_from_run(run_urn=RUN, dataset_urns=[])
    assert datahub.requests == []
