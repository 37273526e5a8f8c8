"""OpenAPI v3: scrolling through entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import GROUP, MODEL, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

V3 = "/openapi/v3/entity"
MODELS = [MODEL.replace(",m,", f",{name},") for name in "abc"]


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server with three models, one of them hidden, and a group."""
    async with started() as one:
        for number, urn in enumerate(MODELS):
            await one.write(
                urn, mlModelProperties={"name": f"M{number}"}, status={"removed": number == 2}
            )
        await one.write(GROUP, mlModelGroupProperties={"name": "G"})
        yield one


async def scroll(server: HttpServer, query: str, **body: Any) -> dict[str, Any]:
    """A page."""
    response = await server.http.post(f"{V3}/scroll?{query}", json=body)
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.json()
    return page


def urns(page: dict[str, Any]) -> list[str]:
    """The entities of a page."""
    return [entity["urn"] for entity in page["entities"]]


async def test_pages_follow_each_other(server: HttpServer) -> None:
    """By the scroll id; the last page has none."""
    first = await scroll(server, "count=1", entities=["mlModel"])
    second = await scroll(server, f"count=1&scrollId={first['scrollId']}", entities=["mlModel"])

    assert (urns(first), urns(second)) == ([MODELS[0]], [MODELS[1]])
    assert first["totalCount"] == 2
    assert "scrollId" not in second


@pytest.mark.parametrize(
    ("body", "aspects"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"aspects": ["status"]}, ["status"], id="some"),
        pytest.param(
            {"aspects": []},
            ["browsePathsV2", "dataPlatformInstance", "mlModelKey", "mlModelProperties", "status"],
            id="all",
        ),
    ],
)
async def test_aspects_come_when_asked_for(
    server: HttpServer, body: dict[str, Any], aspects: list[str]
) -> None:
    """None without the member, all with an empty one."""
    page = await scroll(server, "query=M0", entities=["mlModel"], **body)

    (entity,) = page["entities"]
    assert sorted(entity.keys() - {"urn"}) == aspects


async def test_entities_without_what_is_asked_are_left_out(server: HttpServer) -> None:
    """Though they are counted."""
    page = await scroll(server, "", entities=["mlModel"], aspects=["ownership"])

    assert (page["entities"], page["totalCount"]) == ([], 2)


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        pytest.param("", {}, [*MODELS[:2], GROUP], id="all types"),
        pytest.param("includeSoftDelete=true", {"entities": ["mlModel"]}, MODELS, id="hidden too"),
        pytest.param(
            "sortOrder=DESCENDING", {"entities": ["mlModel"]}, MODELS[1::-1], id="sorted down"
        ),
        pytest.param(
            "",
            {"entities": ["mlModel"], "sortCriteria": [{"field": "name", "order": "DESCENDING"}]},
            MODELS[1::-1],
            id="sorted by criteria",
        ),
        pytest.param("query=G", {}, [GROUP], id="words"),
        pytest.param(
            "",
            {"filter": {"and": [{"criteria": [{"field": "name", "values": ["M1"]}]}]}},
            [MODELS[1]],
            id="filter",
        ),
        pytest.param(
            "",
            {
                "filter": {
                    "and": [
                        {"criteria": [{"field": "name", "values": ["M1"]}]},
                        {"criteria": [{"field": "name", "values": ["G"]}]},
                    ]
                }
            },
            [MODELS[1], GROUP],
            id="filter with alternatives",
        ),
    ],
)
async def test_what_is_scrolled_through(
    server: HttpServer, query: str, body: dict[str, Any], found: list[str]
) -> None:
    """Types, words, filters and order."""
    assert urns(await scroll(server, query, **body)) == found


async def test_one_type_is_scrolled_by_its_path(server: HttpServer) -> None:
    """With all aspects unless some are named."""
    response = await server.http.get(f"{V3}/mlModel?count=1&aspects=status&systemMetadata=true")

    (entity,) = response.json()["entities"]
    assert entity["urn"] == MODELS[0]
    assert entity["status"].keys() == {"value", "systemMetadata", "auditStamp"}
    assert response.json()["scrollId"]


@pytest.mark.parametrize(
    ("query", "body"),
    [
        pytest.param("", [], id="no object"),
        pytest.param("", {"entities": ["nonsense"]}, id="type"),
        pytest.param("", {"filter": {"or": []}}, id="filter"),
        pytest.param("", {"filter": {"and": [{}]}}, id="clause"),
        pytest.param("", {"filter": {"and": [{"criteria": [{}]}]}}, id="criterion"),
        pytest.param("count=x", {}, id="count"),
        pytest.param("scrollId=x", {}, id="scroll id"),
    ],
)
async def test_what_is_no_question_is_refused(server: HttpServer, query: str, body: object) -> None:
    """With 400."""
    assert (await server.http.post(f"{V3}/scroll?{query}", json=body)).status_code == 400


async def test_an_unknown_type_has_no_page(server: HttpServer) -> None:
    """It is refused as everywhere."""
    assert (await server.http.get(f"{V3}/nonsense")).status_code == 400
