"""``mldh show``, ``find``, ``lineage`` and ``query``."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from tests.cli.terminal import (
    DATASET,
    EXPERIMENT,
    GROUP,
    MODEL,
    RUN,
    SIMPLE_MODEL,
    SIMPLE_RUN,
)

if TYPE_CHECKING:
    from tests.cli.terminal import ServerThread, Terminal


def test_a_model_is_shown_with_all_fields_and_its_links_by_name(mldh: Terminal) -> None:
    """What the tutorial wrote is on the page, and below each name the URN to go on with."""
    ran = mldh("show", MODEL)

    assert ran.code == 0
    assert ran.lines[:2] == ["ARIMA Model · model", MODEL]
    page = ran.out
    assert "version            1.0  @champion  latest" in page
    assert "training metrics   accuracy   0.9\n                   precision  0.8" in page
    assert "created            2021-08-10 07:20:00 UTC by datahub" in page
    assert "groups             Airline Forecast Models Group\n" in page
    assert f"                     {GROUP}\n" in page
    assert f"training runs      Simple Training Run 4\n                     {RUN}" in page


@pytest.mark.parametrize(
    ("urn", "shown"),
    [
        pytest.param(RUN, "run result         FAILURE after 1 s", id="run"),
        pytest.param(RUN, "trained            Airline Forecast Models Group", id="run: models"),
        pytest.param(EXPERIMENT, "training runs      Simple Training Run 4", id="experiment"),
        pytest.param(GROUP, "models         ARIMA Model", id="group"),
        pytest.param(DATASET, "used by            Simple Training Run 4", id="data set"),
    ],
)
def test_what_links_to_an_entity_is_shown_too(urn: str, shown: str, mldh: Terminal) -> None:
    """Both ends of a link show it."""
    assert shown in mldh("show", urn).out


def test_other_versions_are_shown_with_this_one_marked(
    mldh: Terminal, server: ServerThread
) -> None:
    """A model that is one of several versions says which there are."""
    for version in ("9", "10"):
        server.do(
            lambda datahub, version=version: datahub.client.create_model(
                f"churn_{version}", version=version, version_set="churn", name=f"Churn {version}"
            )
        )

    page = mldh("show", "urn:li:mlModel:(urn:li:dataPlatform:mlflow,churn_9,PROD)").out

    assert "version set  urn:li:versionSet:(churn,mlModel)" in page
    versions = page[page.index("versions") :]
    assert versions.split()[1:3] == ["Churn", "10"]
    assert "Churn 9 (this one)" in versions


@pytest.mark.parametrize(
    ("urn", "kind", "noun"),
    [
        pytest.param(MODEL, MLModel, "model", id="model"),
        pytest.param(GROUP, MLModelGroup, "model group", id="group"),
        pytest.param(EXPERIMENT, MLExperiment, "experiment", id="experiment"),
        pytest.param(RUN, MLTrainingRun, "training run", id="run"),
        pytest.param(DATASET, Dataset, "dataset", id="data set"),
    ],
)
def test_the_json_of_an_entity_has_every_field_by_its_name(
    urn: str, kind: type, noun: str, mldh: Terminal
) -> None:
    """The keys are the fields, whether they say something or not, and four of our own."""
    document = mldh("show", urn, "--json").json

    fields = {each.name for each in dataclasses.fields(kind)}
    assert set(document) == fields | {"kind", "linked_from", "versions", "names"}
    assert document["kind"] == noun
    assert document["urn"] == urn


def test_the_json_of_values_stays_as_it_is(mldh: Terminal) -> None:
    """Machines rely on these shapes."""
    model = mldh("show", MODEL, "--json").json
    run = mldh("show", RUN, "--json").json

    assert model["training_metrics"][0] == {
        "name": "accuracy",
        "value": "0.9",
        "number": 0.9,
        "description": None,
        "created_at": None,
    }
    assert model["created"] == {
        "time": "2021-08-10T07:20:00Z",
        "actor": "urn:li:corpuser:datahub",
    }
    assert model["custom_properties"] == {"team": "forecasting"}
    assert model["aliases"] == ["champion"]
    assert model["tags"] is None
    assert model["removed"] is False
    assert model["names"][RUN] == "Simple Training Run 4"
    assert run["run_result"] == "FAILURE"
    assert run["events"][1] == {
        "status": "COMPLETE",
        "timestamp": "2021-08-10T07:20:01Z",
        "result": "FAILURE",
        "native_result_type": "FAILURE",
        "attempt": None,
        "duration": 1000,
    }
    assert run["linked_from"] == {"trained": [GROUP, MODEL]}


def test_governance_is_shown_and_in_the_json(mldh: Terminal, server: ServerThread) -> None:
    """Owners with their role, tags and domain by name, pages with their label."""
    urn = server.do(
        lambda datahub: datahub.client.create_model_group(
            "governed",
            tags=["gold"],
            owners=["jane"],
            domain="sales",
            links={"https://example.com/card": "Card"},
        )
    )

    page = mldh("show", urn).out
    document = mldh("show", urn, "--json").json

    assert "tags    gold" in page
    assert "owners  jane (TECHNICAL_OWNER)" in page
    assert "domain  sales" in page
    assert "links   Card https://example.com/card" in page
    assert document["owners"] == [{"urn": "urn:li:corpuser:jane", "type": "TECHNICAL_OWNER"}]
    assert document["links"][0]["description"] == "Card"


def test_what_is_linked_and_does_not_exist_stays_a_urn(
    mldh: Terminal, server: ServerThread
) -> None:
    """A dangling link has no name that could be shown."""
    nowhere = "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,nowhere,PROD)"
    urn = server.do(
        lambda datahub: datahub.client.create_model("loose", version="1", groups=[nowhere])
    )

    assert f"groups   {nowhere}" in mldh("show", urn).out


def test_a_name_cannot_move_the_cursor(mldh: Terminal, server: ServerThread) -> None:
    """Control characters in names are shown as what they are."""
    urn = server.do(
        lambda datahub: datahub.client.create_model_group("evil", name="a\x1b[2Jb\u202ec")
    )

    shown = mldh("show", urn).out + mldh("find", "groups").out

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "a\\x1b[2Jb\\u202ec" in shown


@pytest.mark.parametrize(
    ("words", "urns"),
    [
        pytest.param(("models",), [MODEL, SIMPLE_MODEL], id="models"),
        pytest.param(("models", "--limit", "1"), [MODEL], id="limit"),
        pytest.param(("models", "--property", "team=forecasting"), [MODEL], id="property"),
        pytest.param(("models", "--group", "airline_forecast_models_group"), [MODEL], id="group"),
        pytest.param(("models", "--group", GROUP), [MODEL], id="group by URN"),
        pytest.param(
            ("models", "--experiment", "airline_forecast_experiment"), [MODEL], id="experiment"
        ),
        pytest.param(("models", "--platform", "sagemaker"), [], id="platform"),
        pytest.param(("models", "--tag", "gold"), [], id="tag"),
        pytest.param(("runs",), [RUN, SIMPLE_RUN], id="runs"),
        pytest.param(("runs", "--experiment", EXPERIMENT), [RUN], id="runs of experiment"),
        pytest.param(
            ("experiments", "airline", "--property", "team=forecasting"),
            [EXPERIMENT],
            id="experiments",
        ),
        pytest.param(
            ("groups", "--limit", "0", "simple"),
            [GROUP.replace("_group,", "_group_simple,")],
            id="groups",
        ),
        pytest.param(("datasets", "input"), [DATASET], id="data sets"),
    ],
)
def test_find_finds(words: tuple[str, ...], urns: list[str], mldh: Terminal) -> None:
    """Filters work together, and the JSON has whole entities."""
    ran = mldh("find", *words, "--json")

    assert ran.code == 0
    assert sorted(each["urn"] for each in ran.json["items"]) == sorted(urns)


def test_find_prints_a_table(mldh: Terminal) -> None:
    """A line for each, with the URN at its end; no column in which nothing stands."""
    ran = mldh("find", "runs")

    heading, *rows = ran.lines
    assert heading.split() == ["NAME", "RESULT", "STARTED", "TOOK", "URN"]
    assert sorted(row.split()[-1] for row in rows) == [SIMPLE_RUN, RUN]
    (ended,) = [row for row in rows if row.endswith(RUN)]
    assert "FAILURE  2021-08-10 07:20:00 UTC  1 s" in ended


def test_find_says_that_there_are_more(mldh: Terminal) -> None:
    """A limit that cuts is told, on standard error and in the JSON."""
    ran = mldh("find", "models", "--limit", "1")

    assert len(ran.lines) == 2
    assert "1 shown, and there are more" in ran.err
    assert mldh("find", "models", "--limit", "1", "--json").json["more"] is True
    assert mldh("find", "models", "--limit", "2", "--json").json["more"] is False


def test_finding_nothing_is_no_error(mldh: Terminal) -> None:
    """Standard output stays empty, for whoever counts its lines."""
    ran = mldh("find", "models", "nobodycallsamodellikethis")

    assert (ran.code, ran.out, ran.err) == (0, "", "nothing found\n")


def test_hidden_entities_are_found_when_asked_for(mldh: Terminal) -> None:
    """Soft-deleted entities are marked, in lists and on their page."""
    assert mldh("delete", SIMPLE_MODEL).code == 0

    assert SIMPLE_MODEL not in mldh("find", "models").out
    assert "hidden" in mldh("find", "models", "--hidden").out
    assert "hidden (soft-deleted)" in mldh("show", SIMPLE_MODEL).lines[0]


def test_lineage_is_drawn_as_text(mldh: Terminal) -> None:
    """The library's picture, from where the data begins."""
    ran = mldh("lineage", RUN)

    assert ran.lines[:2] == [
        "Iris Training Input · dataset",
        "└── Simple Training Run 4 [FAILURE] · training run",
    ]


@pytest.mark.parametrize(
    ("direction", "there", "missing"),
    [
        pytest.param("up", DATASET, MODEL, id="up"),
        pytest.param("down", MODEL, DATASET, id="down"),
    ],
)
def test_lineage_follows_one_direction(
    direction: str, there: str, missing: str, mldh: Terminal
) -> None:
    """``--direction`` leaves the other side away."""
    graph = mldh("lineage", RUN, "--direction", direction, "--json").json

    urns = {each["urn"] for each in graph["entities"]}
    assert there in urns
    assert missing not in urns
    assert graph["root"] == RUN


def test_lineage_stops_at_the_depth(mldh: Terminal) -> None:
    """One hop from the data set is the run."""
    graph = mldh("lineage", DATASET, "--depth", "1", "--json").json

    assert {each["urn"] for each in graph["entities"]} == {DATASET, RUN}
    assert graph["links"] == [
        {"upstream": DATASET, "downstream": RUN, "relationship": "DataProcessInstanceConsumes"}
    ]


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        pytest.param("mermaid", "flowchart LR", id="Mermaid"),
        pytest.param("dot", "digraph", id="DOT"),
        pytest.param("svg", "<svg", id="SVG"),
        pytest.param("html", "<!doctype html", id="HTML"),
    ],
)
def test_lineage_is_written_to_a_file(form: str, begin: str, mldh: Terminal) -> None:
    """With ``-o`` there is a file, and nothing on the screen."""
    ran = mldh("lineage", MODEL, "--format", form, "-o", "picture")

    content = Path("picture").read_text(encoding="utf-8")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert begin in content[:200]
    assert "ARIMA Model" in content


def test_a_query_prints_the_data(mldh: Terminal) -> None:
    """A document from a file, with variables from another."""
    Path("q.graphql").write_text(
        "query a($u: String!) { mlModel(urn: $u) { name } } query b { __typename }"
    )
    Path("v.json").write_text(json.dumps({"u": MODEL}))

    ran = mldh("query", "q.graphql", "--variables", "@v.json", "--operation", "a")

    assert ran.code == 0
    assert ran.json == {"mlModel": {"name": "arima_model"}}


def test_a_query_with_errors_fails_and_prints_what_came(mldh: Terminal) -> None:
    """Errors go to standard error, data to standard output, and the exit code is 1."""
    document = '{ me { corpUser { urn } } bad: mlModel(urn: "urn:li:mlModel:(x)") { name } }'

    ran = mldh("query", "-", stdin=document)
    document_of_both = mldh("query", "-", "--json", stdin=document).json

    assert ran.code == 1
    assert ran.json["me"]["corpUser"]["urn"].startswith("urn:li:corpuser:")
    assert ran.err.startswith("mldh: ")
    assert document_of_both["data"] == ran.json
    assert document_of_both["errors"][0]["path"] == ["bad"]


def test_a_field_that_does_not_exist_is_an_error_of_the_query(mldh: Terminal) -> None:
    """It is a mistake in the document, and no reason to upgrade DataHub."""
    ran = mldh("query", "-", stdin="{ nonsense }")

    assert ran.code == 1
    assert ran.out == ""
    assert "nonsense" in ran.err
    assert "Upgrade" not in ran.err


@pytest.mark.parametrize(
    "variables", [pytest.param("{", id="no JSON"), pytest.param("[1]", id="a list")]
)
def test_variables_must_be_a_json_object(variables: str, mldh: Terminal) -> None:
    """Nothing is sent."""
    ran = mldh("query", "-", "--variables", variables, stdin="{ __typename }")

    assert ran.code == 2
    assert "--variables" in ran.err
