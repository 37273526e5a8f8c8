"""``mldh create``, ``link``, ``unlink``, ``delete`` and ``restore``."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.cli.fields import CREATABLE, Noun
from mldh_graphql.cli.shapes import document_of
from mldh_graphql.client import DataHubMLClient
from mldh_graphql.entities import RunResultType
from tests.cli.terminal import DATASET, EXPERIMENT, GROUP, MODEL, RUN, SIMPLE_RUN
from tests.client.written import define_property

if TYPE_CHECKING:
    from tests.cli.terminal import ServerThread, Terminal


@pytest.mark.parametrize("noun", [pytest.param(each, id=each.name) for each in CREATABLE])
def test_every_argument_of_the_call_is_an_option(noun: Noun) -> None:
    """The table has all of the client's arguments, and no others."""
    parameters = list(inspect.signature(getattr(DataHubMLClient, noun.call)).parameters)
    options = [field.argument for field in noun.fields]

    # One alias is a special case of several.
    wanted = set(parameters) - {"self", noun.identity, "alias"}
    assert len(options) == len(set(options))
    assert set(options) == wanted


def test_the_results_are_those_of_the_library() -> None:
    """The table repeats the words, so that the help needs no import."""
    (choices,) = [
        field.choices for noun in CREATABLE for field in noun.fields if field.option == "--result"
    ]

    assert list(choices) == [each.value for each in RunResultType]


def read(server: ServerThread, urn: str) -> dict[str, object]:
    """Return what DataHub has, as JSON."""
    found = server.do(lambda datahub: datahub.client.get_many([urn]))
    (entity,) = found.values()
    return {key: value for key, value in document_of(entity).items() if value is not None}


def test_a_model_is_created_with_every_field(mldh: Terminal, server: ServerThread) -> None:
    """Every option writes its field; the URN is all there is on standard output."""
    server.do(lambda datahub: define_property(datahub, "urn:li:structuredProperty:tier"))
    ran = mldh(
        *("create", "model", "arima_2", "--version", "2.0", "--alias", "a", "--alias", "b"),
        *("--version-set", "arima", "--version-comment", "faster", "--name", "ARIMA 2"),
        *("--description", "Second", "--platform", "sagemaker", "--env", "DEV", "--type", "ARIMA"),
        *("--metric", "accuracy=0.90", "--metric", "note=a=b", "--param", "batch_size=32"),
        *("--group", "airline_forecast_models_group", "--run", "simple_training_run"),
        *("--run", RUN, "--property", "team=x", "--external-url", "https://x.y"),
        *("--created", "2021-08-10T09:20:00+02:00 by jane", "--last-modified", "1628580000000"),
        *("--plain-tag", "fast", "--tag", "gold", "--term", "churn", "--owner", "jane"),
        *("--owner", "joe=DATAOWNER", "--domain", "sales", "--link", "https://c.d/?e=f The card"),
        *("--structured-property", "tier=gold", "--structured-property", 'tier="2"'),
    )

    urn = "urn:li:mlModel:(urn:li:dataPlatform:sagemaker,arima_2,DEV)"
    assert (ran.code, ran.out, ran.err) == (0, f"{urn}\n", "")
    found = read(server, urn)
    stamp = found["created"]
    assert stamp == {"time": "2021-08-10T07:20:00Z", "actor": "urn:li:corpuser:jane"}
    assert {
        "version": "2.0",
        "aliases": ["a", "b"],
        "version_set": "urn:li:versionSet:(arima,mlModel)",
        "version_comment": "faster",
        "name": "ARIMA 2",
        "description": "Second",
        "type": "ARIMA",
        "groups": [GROUP],
        "training_runs": [SIMPLE_RUN, RUN],
        "custom_properties": {"team": "x"},
        "external_url": "https://x.y",
        "plain_tags": ["fast"],
        "tags": ["urn:li:tag:gold"],
        "terms": ["urn:li:glossaryTerm:churn"],
        "domain": "urn:li:domain:sales",
        "owners": [
            {"urn": "urn:li:corpuser:jane", "type": "TECHNICAL_OWNER"},
            {"urn": "urn:li:corpuser:joe", "type": "DATAOWNER"},
        ],
        "structured_properties": {"urn:li:structuredProperty:tier": ["gold", "2"]},
    }.items() <= found.items()
    metrics = found["training_metrics"]
    assert isinstance(metrics, list)
    assert [(each["name"], each["value"]) for each in metrics] == [
        ("accuracy", "0.90"),
        ("note", "a=b"),
    ]
    links = found["links"]
    assert isinstance(links, list)
    assert links[0]["url"] == "https://c.d/?e=f"
    assert links[0]["description"] == "The card"


def test_a_run_is_created_with_every_field(mldh: Terminal, server: ServerThread) -> None:
    """Times as ISO 8601 or milliseconds; what it read and wrote by URN."""
    ran = mldh(
        *("create", "run", "r1", "--name", "R 1", "--platform", "sagemaker", "--result", "SUCCESS"),
        *("--start", "2021-08-10T07:20:00Z", "--end", "1628580001500", "--attempt", "2"),
        *("--native-result", "Completed", "--metric", "a=1", "--param", "b=2"),
        *("--output-url", "s3://x", "--experiment", "airline_forecast_experiment"),
        *("--input", DATASET, "--output", MODEL, "--property", "k=v"),
        *("--external-url", "https://x.y", "--created", "1628580000000", "--id", "0815"),
        "--json",
    )

    urn = "urn:li:dataProcessInstance:r1"
    assert ran.json == {"urn": urn, "kind": "training run"}
    assert {
        "name": "R 1",
        "platform": "urn:li:dataPlatform:sagemaker",
        "run_result": "SUCCESS",
        "start_timestamp": "2021-08-10T07:20:00Z",
        "end_timestamp": "2021-08-10T07:20:01.500Z",
        "attempt": 2,
        "native_result_type": "Completed",
        "output_urls": ["s3://x"],
        "experiment": EXPERIMENT,
        "inputs": [DATASET],
        "outputs": [MODEL],
        "custom_properties": {"k": "v"},
        "id": "0815",
    }.items() <= read(server, urn).items()


def test_the_other_nouns_are_created(mldh: Terminal, server: ServerThread) -> None:
    """A group, an experiment and a data set, each with what is its own."""
    group = mldh("create", "group", "g", "--version", "3", "--run", RUN).out.strip()
    experiment = mldh("create", "experiment", "e", "--name", "E", "--owner", "jane").out.strip()
    dataset = mldh(
        *("create", "dataset", "d", "--platform", "s3", "--qualified-name", "a.d"),
        *("--sub-type", "Table"),
    ).out.strip()

    assert {"version": "3", "training_runs": [RUN]}.items() <= read(server, group).items()
    assert read(server, experiment)["name"] == "E"
    assert {"qualified_name": "a.d", "sub_types": ["Table"]}.items() <= read(
        server, dataset
    ).items()


def test_creating_again_adds_and_keeps(mldh: Terminal, server: ServerThread) -> None:
    """What is not said stays as it was."""
    mldh("create", "model", "arima_model", "--version", "1.0", "--metric", "recall=0.7")

    metrics = read(server, MODEL)["training_metrics"]
    assert isinstance(metrics, list)
    assert [each["name"] for each in metrics] == ["accuracy", "precision", "recall"]
    assert read(server, MODEL)["name"] == "ARIMA Model"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("model", "m"), "'--version'", id="no version"),
        pytest.param(("dataset", "d"), "'--platform'", id="no platform"),
        pytest.param(("run", "r", "--result", "SUCCESS"), "--end", id="a result without end"),
        pytest.param(("run", "r", "--result", "GREAT"), "'--result'", id="no such result"),
        pytest.param(("run", "r", "--start", "yesterday"), "--start", id="no time"),
        pytest.param(("run", "r", "--start", "2021-08-10T07:20"), "time zone", id="no zone"),
        pytest.param(("run", "r", "--metric", "accuracy"), "--metric", id="no value"),
        pytest.param(("run", "r", "--metric", "a=1", "--metric", "a=2"), "twice", id="twice"),
        pytest.param(("run", "r", "--attempt", "x"), "--attempt", id="no number"),
        pytest.param(("run", "r", "--experiment", MODEL), "experiment", id="another kind"),
        pytest.param(("group", "g", "--name", ""), "--name", id="an empty name"),
        pytest.param(("group", "g", "--env", "prod"), "upper and lower case", id="no env"),
        pytest.param(("group", "g", "--owner", "x=BOSS"), "BOSS", id="no role"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_sent(
    words: tuple[str, ...], said: str, mldh: Terminal, server: ServerThread
) -> None:
    """One sentence that names the option, and exit code 2."""
    asked = server.do(lambda datahub: len(datahub.requests))

    ran = mldh("create", *words)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert server.do(lambda datahub: len(datahub.requests)) == asked


def test_another_version_on_the_same_urn_is_refused(mldh: Terminal) -> None:
    """A URN has one version; the refusal says what to do."""
    ran = mldh("create", "model", "arima_model", "--version", "2.0")

    assert ran.code == 1
    assert "1.0" in ran.err
    assert ran.err.count("\n") == 1


LINKS = [
    pytest.param("model-to-group", "arima_model_simple", GROUP, id="model to group"),
    pytest.param("run-to-experiment", "simple_training_run", EXPERIMENT, id="run to experiment"),
    pytest.param("run-to-model", SIMPLE_RUN, "arima_model_simple", id="run to model"),
    pytest.param("run-to-group", "simple_training_run", GROUP, id="run to group"),
    pytest.param("run-to-inputs", "simple_training_run", DATASET, id="run to inputs"),
    pytest.param("run-to-outputs", "simple_training_run", DATASET, id="run to outputs"),
]


@pytest.mark.parametrize(("kind", "source", "target"), LINKS)
def test_every_link_is_made_and_undone(
    kind: str, source: str, target: str, mldh: Terminal, server: ServerThread
) -> None:
    """Undoing leads to what was there before; JSON says what was done."""

    def stored() -> object:
        return server.do(
            lambda datahub: {
                name: each.value
                for urn in (SIMPLE_RUN, MODEL.replace("model,", "model_simple,"), GROUP)
                for name, each in datahub.aspects(urn).items()
            }
        )

    before = str(stored())
    linked = mldh("link", kind, source, target)
    there = str(stored())
    undone = mldh("unlink", kind, source, target, "--json")

    assert (linked.code, linked.out, linked.err) == (0, "", "linked\n")
    assert there != before
    assert undone.json == {"link": kind, "unlinked": True}
    assert str(stored()).count(target) == before.count(target)


def test_a_link_to_the_wrong_kind_is_refused(mldh: Terminal) -> None:
    """A run is no group."""
    ran = mldh("link", "model-to-group", "arima_model", RUN)

    assert ran.code == 2
    assert "training run" in ran.err


def test_deleting_hides_and_restoring_shows(mldh: Terminal, server: ServerThread) -> None:
    """Nothing is lost."""
    before = read(server, MODEL)

    assert mldh("delete", MODEL, GROUP).err == "hidden: 2\n"
    assert read(server, MODEL)["removed"] is True
    assert mldh("restore", MODEL, GROUP, "--json").json == {"restored": [MODEL, GROUP]}
    assert read(server, MODEL) == before


def test_deleting_is_all_or_none(mldh: Terminal, server: ServerThread) -> None:
    """One that does not exist keeps the others as they are."""
    ran = mldh("delete", MODEL, "urn:li:container:nobody")

    assert ran.code == 1
    assert "urn:li:container:nobody" in ran.err
    assert read(server, MODEL)["removed"] is False
