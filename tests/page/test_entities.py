"""Pages of entities: every tab, and entities that are hidden, missing or of other kinds."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import pytest

from mldh_graphql.errors import ConfigurationError
from mldh_graphql.lineage import LineageGraph
from mldh_graphql.page import picture
from mldh_graphql.page.addresses import entity_address
from mldh_graphql.urns import DatasetUrn, MLModelUrn
from tests.page.airline import SCHEMA, Airline

if TYPE_CHECKING:
    from tests.page.browsing import Visitor


async def write_aspect(visitor: Visitor, urn: str, name: str, value: object) -> None:
    """Replace an aspect as a whole."""
    entity_type = urn.split(":")[2]
    response = await visitor.http.post(
        f"/openapi/v3/entity/{entity_type}?async=false",
        json=[{"urn": urn, name: {"value": value}}],
    )
    assert response.status_code == 200, response.text


async def test_a_group_shows_its_models(visitor: Visitor, airline: Airline) -> None:
    """The table has the tutorial's columns, and the page who cares for the group."""
    page = await visitor.see(entity_address(airline.group))

    assert page.title == "Airline Forecast Models Group · Model group · local DataHub"
    assert page.links["View in MLflow ↗"] == "https://mlflow.example.com/groups/1"
    assert "Created at 2021-08-10 07:20:00 UTC Last modified at 2021-08-10" in page.text
    assert "Name Version Created at Aliases Properties Description" in page.text
    assert (
        "ARIMA Model 1.0 2021-08-10 07:20:00 UTC champion forecasting arima "
        "ARIMA model for airline passenger forecasting"
    ) in page.text
    assert page.links["Simple Training Run 4"] == entity_address(airline.run)
    for said in ("jdoe", "Technical owner", "Flights", "forecasting", "Passengers", "Active"):
        assert said in page.text
    assert page.links["Handbook"] == "https://wiki.example.com/airline"
    assert [page.links[tab] for tab in ("Models", "Documentation", "Lineage", "Properties")] == [
        entity_address(airline.group),
        entity_address(airline.group, "documentation"),
        entity_address(airline.group, "lineage"),
        entity_address(airline.group, "properties"),
    ]


async def test_a_model_shows_its_version_and_what_trained_it(
    visitor: Visitor, airline: Airline
) -> None:
    """Summary: version, times, aliases, source run, metrics and parameters."""
    page = await visitor.see(entity_address(airline.model))

    assert "Version 1.0 latest Registered at 2021-08-10 07:20:00 UTC" in page.text
    assert "Created by datahub Aliases champion Source run Simple Training Run 4" in page.text
    assert "Metric Value accuracy 0.9 precision 0.8" in page.text
    assert "Parameter Value learning_rate 0.01 batch_size 32" in page.text


async def test_a_models_group_is_a_tab(visitor: Visitor, airline: Airline) -> None:
    """The group's name and description are there."""
    page = await visitor.see(entity_address(airline.model, "group"))

    assert page.links["Airline Forecast Models Group"] == entity_address(airline.group)
    assert "Group of models for *airline* passenger forecasting" in page.text


async def test_a_models_versions_lead_to_each_other(visitor: Visitor) -> None:
    """All versions of a set are listed, and this one is told from the others."""
    client = visitor.datahub.client
    first = await client.create_model("churn_1", version="1", version_set="churn")
    second = await client.create_model("churn_2", version="2", version_set="churn", alias="best")

    page = await visitor.see(entity_address(first))

    assert page.links["churn_2"] == entity_address(second)
    assert "1 churn_1 shown here" in page.text
    assert "2 churn_2 best" in page.text


async def test_an_experiment_shows_its_runs(visitor: Visitor, airline: Airline) -> None:
    """Contents: a card for each run, with how it ended."""
    page = await visitor.see(entity_address(airline.experiment))

    assert "ML Experiment · MLflow" in page.text
    assert "1 result" in page.text
    assert "Simple Training Run 4 Failure 1 sec" in page.text


async def test_an_experiment_without_runs_says_so(visitor: Visitor) -> None:
    """As the tutorial's second picture."""
    urn = await visitor.datahub.client.create_experiment("empty")

    page = await visitor.see(entity_address(urn))

    assert "No results" in page.text


async def test_a_run_shows_how_it_ended_and_where_it_belongs(
    visitor: Visitor, airline: Airline
) -> None:
    """Summary: times, status, duration, id, artifacts, data, and the way to the experiment."""
    page = await visitor.see(entity_address(airline.run))

    assert page.links["Airline Forecast Experiment"] == entity_address(airline.experiment)
    assert "Created at 2021-08-10 07:20:00 UTC Status Failure" in page.text
    assert "Duration 1 sec Run ID simple_training_run_4 Created by datahub" in page.text
    assert "Artifacts location s3://my-bucket/output" in page.text
    assert "s3://my-bucket/output" not in page.links, "no browser opens a bucket"
    assert "Inputs Iris Training Input Outputs Iris Model Output" in page.text
    assert page.links["ARIMA Model"] == entity_address(airline.model)
    assert page.links["View in MLflow ↗"] == "https://mlflow.example.com/runs/4"


async def test_a_run_that_has_just_started_is_running(visitor: Visitor) -> None:
    """There is no result to colour red."""
    urn = await visitor.datahub.client.create_training_run("now", start_timestamp=1628580000000)

    page = await visitor.see(entity_address(urn))

    assert "Status Running Started at 2021-08-10 07:20:00 UTC Duration –" in page.text


async def test_a_dataset_shows_its_columns(visitor: Visitor, airline: Airline) -> None:
    """Types are those of the platform, or else DataHub's."""
    await write_aspect(visitor, airline.source, "schemaMetadata", SCHEMA)

    page = await visitor.see(entity_address(airline.source))

    assert "Columns 2 Name Type Description" in page.text
    assert "sepal_length FLOAT In centimetres" in page.text
    assert "species nullable string" in page.text
    assert "Environment PROD" in page.text


@pytest.mark.parametrize("noun", ["model", "experiment", "run"])
async def test_custom_properties_are_a_tab(visitor: Visitor, airline: Airline, noun: str) -> None:
    """Names and values in a table."""
    page = await visitor.see(entity_address(getattr(airline, noun), "properties"))

    assert "Name Value team forecasting" in page.text


async def test_documentation_is_markdown(visitor: Visitor, airline: Airline) -> None:
    """People format descriptions."""
    page = await visitor.see(entity_address(airline.group, "documentation"))

    assert "<em>airline</em>" in page.response.text


async def test_aspects_are_shown_as_they_are_stored(visitor: Visitor, airline: Airline) -> None:
    """Of runs too, whose aspects GraphQL does not show."""
    page = await visitor.see(entity_address(airline.run, "aspects"))

    for name, aspect in visitor.datahub.aspects(airline.run).items():
        assert name in page.text
        shown = json.dumps(aspect.value, indent=2, ensure_ascii=False)
        assert shown in html.unescape(page.response.text)


async def test_lineage_lists_the_neighbours_by_kind(visitor: Visitor, airline: Airline) -> None:
    """Both directions, with the relationship that leads there."""
    page = await visitor.see(entity_address(airline.run, "lineage"))

    assert "Upstream 1 Datasets Iris Training Input DataProcessInstanceConsumes" in page.text
    assert "Downstream 3" in page.text
    for name, urn in {"ARIMA Model": airline.model, "Iris Model Output": airline.result}.items():
        assert page.links[name] == entity_address(urn)


async def test_lineage_is_drawn_and_leads_on(visitor: Visitor, airline: Airline) -> None:
    """A click on an entity in the picture opens its page."""
    page = await visitor.see(entity_address(airline.model, "lineage"))

    assert "<svg" in page.response.text.partition('class="picture')[2]
    assert f'href="{entity_address(airline.source)}"' in page.response.text
    assert f'href="{entity_address(airline.group)}"' in page.response.text


@pytest.mark.parametrize(
    ("depth", "shown"),
    [
        pytest.param("1", False, id="one hop"),
        pytest.param("2", True, id="two hops"),
        pytest.param("100", True, id="more than can be chosen"),
        pytest.param("x", True, id="no number"),
    ],
)
async def test_visitors_choose_how_far_lineage_goes(
    visitor: Visitor, airline: Airline, depth: str, *, shown: bool
) -> None:
    """The data set is two hops away from the model."""
    page = await visitor.see(f"{entity_address(airline.model, 'lineage')}&depth={depth}")

    assert (entity_address(airline.source) in page.response.text) is shown


async def test_what_is_too_much_to_draw_is_listed_page_by_page(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a picture that nobody can read."""
    monkeypatch.setattr(picture, "MOST_DRAWN", 2)
    client = visitor.datahub.client
    urn = await client.create_dataset("source", platform="s3")
    async with client.bulk() as bulk:
        for number in range(101):
            await bulk.create_training_run(f"run_{number:03}", inputs=[urn])

    first = await visitor.see(entity_address(urn, "lineage"))
    second = await visitor.see(first.links["Next →"])

    assert "Too many neighbours to draw" in first.text
    assert "Downstream 101" in first.text
    names = {name for page in (first, second) for name in page.links if name.startswith("run_")}
    assert len(names) == 101


async def test_fewer_hops_are_drawn_where_more_would_be_too_much(
    visitor: Visitor, airline: Airline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture says how far it goes."""
    monkeypatch.setattr(picture, "MOST_DRAWN", 2)

    page = await visitor.see(f"{entity_address(airline.model, 'lineage')}&depth=5")

    assert (
        '<a href="'
        + html.escape(entity_address(airline.model, "lineage", depth=1))
        + '" aria-current="true">1 hop</a>'
        in page.response.text
    )


async def test_without_the_extra_lineage_says_what_to_install(
    visitor: Visitor, airline: Airline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists are there all the same."""

    def missing(*_: object, **__: object) -> str:
        raise ConfigurationError("Pictures need an extra: pip install 'mldh-graphql[pictures]'")

    monkeypatch.setattr(LineageGraph, "svg", missing)

    page = await visitor.see(entity_address(airline.model, "lineage"))

    assert "pip install 'mldh-graphql[pictures]'" in page.text
    assert "Simple Training Run 4" in page.links


async def test_a_hidden_entity_says_so(visitor: Visitor, airline: Airline) -> None:
    """On its own page, and where others lead to it."""
    await visitor.datahub.client.soft_delete(airline.run)

    own = await visitor.see(entity_address(airline.run))
    model = await visitor.see(entity_address(airline.model))

    assert "This entity is soft-deleted" in own.text
    assert "Simple Training Run 4 soft-deleted" in model.text


async def test_a_missing_entity_is_no_stub(visitor: Visitor, airline: Airline) -> None:
    """Who leads to it is shown, so that the mistake can be found."""
    lost = DatasetUrn.build("lost", "s3")
    await visitor.datahub.client.add_input_datasets_to_run(run_urn=airline.run, dataset_urns=[lost])

    own = await visitor.see(entity_address(lost), status=404)
    run = await visitor.see(entity_address(airline.run))

    assert "DataHub does not have this entity" in own.text
    assert "1 entity leads to it all the same: Simple Training Run 4" in own.text
    assert "lost missing" in run.text


async def test_other_entities_show_their_aspects(visitor: Visitor) -> None:
    """DataHub has many nouns, and links lead to them."""
    urn = "urn:li:dashboard:(looker,sales)"
    await write_aspect(visitor, urn, "status", {"removed": False})

    page = await visitor.see(entity_address(urn))

    assert "dashboardKey" in page.text
    assert '"removed": false' in html.unescape(page.response.text)


async def test_tags_and_users_are_called_by_their_names(visitor: Visitor, airline: Airline) -> None:
    """Not by what their URNs say."""
    properties = {"name": "Forecasting!", "description": ""}
    await write_aspect(visitor, "urn:li:tag:forecasting", "tagProperties", properties)
    info = {"active": True, "displayName": "Jane Doe"}
    await write_aspect(visitor, "urn:li:corpuser:jdoe", "corpUserInfo", info)

    page = await visitor.see(entity_address(airline.group))

    assert page.links["Forecasting!"] == entity_address("urn:li:tag:forecasting")
    assert page.links["Jane Doe"] == entity_address("urn:li:corpuser:jdoe")


async def test_what_datahub_has_no_noun_for_is_said(visitor: Visitor) -> None:
    """Not that an entity is missing."""
    page = await visitor.see("/entity/urn:li:nonsense:x", status=404)

    assert "DataHub has no entity type 'nonsense'" in page.text


@pytest.mark.parametrize(
    "name",
    ["a/b", "a/../b", "//c", "100%", "50%25", "a?b=c", "a#b", "a&b", "ü 漢", "a+b", "a\\b", "a;b"],
)
async def test_every_urn_has_an_address(visitor: Visitor, name: str) -> None:
    """Names have characters that mean something in addresses."""
    urn = await visitor.datahub.client.create_model(name, version="1")

    for tab in ("", "properties", "lineage"):
        page = await visitor.see(entity_address(urn, tab))
        assert page.title == f"{MLModelUrn(urn).display_name} · Model · local DataHub"


async def test_a_tab_that_there_is_not_shows_the_first_one(
    visitor: Visitor, airline: Airline
) -> None:
    """An experiment has no lineage."""
    page = await visitor.see(entity_address(airline.experiment, "lineage"))

    assert "1 result" in page.text
