"""Lists: kinds, counts, searches, pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.entities import MLExperiment
from mldh_graphql.page.addresses import entity_address
from mldh_graphql.page.catalogue import Catalogue
from mldh_graphql.page.kinds import KINDS

if TYPE_CHECKING:
    from tests.page.airline import Airline
    from tests.page.browsing import Visitor


async def test_an_empty_datahub_says_how_to_write_to_it(visitor: Visitor) -> None:
    """A newcomer sees a program, not a bare page."""
    page = await visitor.see("/")

    assert "This DataHub is empty" in page.text
    assert 'DataHubMLClient("http://local-datahub")' in page.text


@pytest.mark.usefixtures("airline")
async def test_the_overview_shows_every_kind_with_its_count(visitor: Visitor) -> None:
    """The tutorial's entities are on one page, by kind."""
    page = await visitor.see("/")

    for kind, count in zip(KINDS, (1, 1, 1, 1, 2), strict=True):
        assert page.links[f"{kind.plural} {count}"] == f"/browse/{kind.slug}"
    assert page.links["All 6"] == "/"
    assert {"ARIMA Model", "Simple Training Run 4", "Iris Model Output"} <= page.links.keys()


async def test_a_list_tells_entities_of_a_kind_apart(visitor: Visitor, airline: Airline) -> None:
    """Models show version, alias and metrics; runs their status and how long they took."""
    models = await visitor.see("/browse/models")
    runs = await visitor.see("/browse/training-runs")

    assert models.links["ARIMA Model"] == entity_address(airline.model)
    assert "arima_model 1.0 champion accuracy 0.9 precision 0.8" in models.text
    assert "Failure 2021-08-10 07:20:00 UTC 1 sec accuracy 0.9" in runs.text


@pytest.mark.usefixtures("airline")
async def test_a_search_finds_in_all_kinds(visitor: Visitor) -> None:
    """Only what has the words is shown, and the counts are those of the search."""
    page = await visitor.see("/?q=iris+output")

    assert page.title == "“iris output” · local DataHub"
    assert page.links["Datasets 1"] == "/browse/datasets?q=iris+output"
    assert "Models 0" in page.links
    assert "Iris Model Output" in page.links
    assert "ARIMA Model" not in page.links


@pytest.mark.usefixtures("airline")
async def test_a_search_without_matches_says_so(visitor: Visitor) -> None:
    """Nothing looks broken."""
    assert "Nothing found" in (await visitor.see("/?q=zebra")).text
    assert "No model has words" in (await visitor.see("/browse/models?q=zebra")).text


async def test_containers_that_are_no_experiments_are_not_listed(visitor: Visitor) -> None:
    """DataHub keeps databases as containers, too."""
    client = visitor.datahub.client
    await client.create_experiment("real")
    await client.create(MLExperiment(urn="urn:li:container:database", sub_types=["Database"]))

    page = await visitor.see("/browse/experiments")

    assert "1–1 of 1" in page.text
    assert "real" in page.links


async def test_long_lists_have_pages(visitor: Visitor) -> None:
    """Every entity is on exactly one page, and a page that is not there leads to the last one."""
    async with visitor.datahub.client.bulk() as bulk:
        for number in range(30):
            await bulk.create_model_group(f"group_{number:02}")

    first = await visitor.see("/browse/model-groups")
    second = await visitor.see(first.links["Next →"])
    beyond = await visitor.http.get("/browse/model-groups?page=9")

    on_first = {name for name in first.links if name.startswith("group_")}
    on_second = {name for name in second.links if name.startswith("group_")}
    assert (len(on_first), len(on_second)) == (25, 5)
    assert len(on_first | on_second) == 30
    assert "26–30 of 30" in second.text
    assert (beyond.status_code, beyond.headers["location"]) == (303, "/browse/model-groups?page=2")
    overview = await visitor.see("/")
    assert overview.links["All 30 model groups →"] == "/browse/model-groups"


async def test_soft_deleted_entities_are_shown_on_demand(
    visitor: Visitor, airline: Airline
) -> None:
    """They are marked, and every link of the list keeps the choice."""
    await visitor.datahub.client.soft_delete(airline.model)

    usual = await visitor.see("/browse/models")
    with_hidden = await visitor.see(usual.links["Show soft-deleted, too"])

    assert "ARIMA Model" not in usual.links
    assert "ARIMA Model soft-deleted" in with_hidden.text
    assert with_hidden.links["Datasets 2"] == "/browse/datasets?removed=1"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/browse/dashboards", id="unknown kind"),
        pytest.param("/entity/nonsense", id="no URN"),
        pytest.param("/entity/urn:li:mlModel", id="half a URN"),
        pytest.param("/api/graphiql/schema/Nothing", id="unknown type"),
    ],
)
async def test_addresses_that_lead_nowhere_are_pages_too(visitor: Visitor, address: str) -> None:
    """A visitor finds back."""
    page = await visitor.see(address, status=404)

    assert page.links["All entities"] == "/"


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "x", "99999999999999999999", "1e3", "²"],
)
async def test_page_numbers_that_are_none_show_the_first_page(visitor: Visitor, page: str) -> None:
    """Nobody is punished for an address that was typed."""
    await visitor.datahub.client.create_model_group("only")

    assert "1–1 of 1" in (await visitor.see(f"/browse/model-groups?page={page}")).text


async def test_the_pages_questions_are_not_recorded(visitor: Visitor) -> None:
    """Tests count what their own code asks."""
    await visitor.datahub.client.create_model("m", version="1")
    before = visitor.datahub.requests

    await visitor.see("/")
    await visitor.see(entity_address("urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"))

    assert visitor.datahub.requests == before


async def test_the_pages_questions_are_hit_by_no_fault(visitor: Visitor) -> None:
    """A fault waits for the code that it is meant for."""
    visitor.datahub.inject("500")

    await visitor.see("/")

    assert (await visitor.http.post("/api/graphql", json={"query": "{ me }"})).status_code == 500


async def test_a_bug_of_the_page_is_a_page_without_its_details(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The visitor finds back, and learns nothing about the inside."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(Catalogue, "overview", broken)

    page = await visitor.see("/", status=500)

    assert page.links["All entities"] == "/"
    assert "inside" not in page.response.text


async def test_the_page_leaves_the_api_alone(visitor: Visitor) -> None:
    """What is not the page's is answered as ever."""
    assert (await visitor.http.get("/openapi/v3/entity/mlModel/urn")).status_code == 404
    assert (await visitor.http.get("/nothing")).content == b""
    assert (await visitor.http.get("/config")).json()["noCode"] == "true"
    assert (await visitor.http.get("/api/graphql")).status_code == 405
