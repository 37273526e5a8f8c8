"""What stands around models and runs: features, jobs, charts, documents and their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.server.http_server import HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LABELS = """
  tags { tags { tag { urn } } }
  glossaryTerms { terms { term { urn } } }
  ownership { owners { owner { ... on CorpUser { urn } } } }
  domain { domain { urn } }
"""
STAMP = {"time": 1, "actor": "urn:li:corpuser:u"}


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


@pytest.mark.parametrize(
    ("urn", "typename"),
    [
        pytest.param("urn:li:mlFeature:(n,f)", "MLFeature", id="feature"),
        pytest.param(
            "urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,t)", "MLFeatureTable", id="table"
        ),
        pytest.param("urn:li:dataFlow:(airflow,f,PROD)", "DataFlow", id="flow"),
        pytest.param("urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),j)", "DataJob", id="job"),
        pytest.param("urn:li:chart:(looker,c)", "Chart", id="chart"),
        pytest.param("urn:li:dashboard:(looker,d)", "Dashboard", id="dashboard"),
        pytest.param("urn:li:document:d", "Document", id="document"),
    ],
)
async def test_labels_are_shown(server: HttpServer, urn: str, typename: str) -> None:
    """Tags, terms, owners and domain, as on models."""
    await server.write(
        urn,
        globalTags={"tags": [{"tag": "urn:li:tag:t"}]},
        glossaryTerms={"terms": [{"urn": "urn:li:glossaryTerm:g"}], "auditStamp": STAMP},
        ownership={"owners": [{"owner": "urn:li:corpuser:u", "type": "NONE"}]},
        domains={"domains": ["urn:li:domain:d"]},
    )

    document = f"query ($u: String!) {{ entity(urn: $u) {{ ... on {typename} {{ {LABELS} }} }} }}"
    data = await server.data(document, u=urn)

    assert data["entity"] == {
        "tags": {"tags": [{"tag": {"urn": "urn:li:tag:t"}}]},
        "glossaryTerms": {"terms": [{"term": {"urn": "urn:li:glossaryTerm:g"}}]},
        "ownership": {"owners": [{"owner": {"urn": "urn:li:corpuser:u"}}]},
        "domain": {"domain": {"urn": "urn:li:domain:d"}},
    }


@pytest.mark.parametrize(
    ("urn", "aspect", "field"),
    [
        pytest.param("urn:li:mlFeature:(n,f)", "mlFeatureProperties", "mlFeature", id="feature"),
        pytest.param(
            "urn:li:mlPrimaryKey:(n,k)", "mlPrimaryKeyProperties", "mlPrimaryKey", id="primary key"
        ),
        pytest.param(
            "urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,t)",
            "mlFeatureTableProperties",
            "mlFeatureTable",
            id="table",
        ),
    ],
)
async def test_features_show_their_properties(
    server: HttpServer, urn: str, aspect: str, field: str
) -> None:
    """Nothing before they are described."""
    document = (
        f"query ($u: String!) {{ {field}(urn: $u)"
        " { properties { description customProperties { key value } } } }"
    )
    assert (await server.data(document, u=urn))[field] == {"properties": None}

    described = {"description": "d", "customProperties": {"k": "v"}, "sources": []}
    await server.write(urn, **{aspect: described})

    assert (await server.data(document, u=urn))[field] == {
        "properties": {"description": "d", "customProperties": [{"key": "k", "value": "v"}]}
    }


async def test_charts_have_the_platform_of_their_tool(server: HttpServer) -> None:
    """So do dashboards."""
    data = await server.data(
        '{ chart(urn: "urn:li:chart:(looker,c)") { platform { urn } }'
        '  dashboard(urn: "urn:li:dashboard:(tableau,d)") { platform { urn } } }'
    )

    assert data == {
        "chart": {"platform": {"urn": "urn:li:dataPlatform:looker"}},
        "dashboard": {"platform": {"urn": "urn:li:dataPlatform:tableau"}},
    }


async def test_jobs_show_their_platform_instance(server: HttpServer) -> None:
    """When they have one."""
    job = "urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),j)"
    instance = "urn:li:dataPlatformInstance:(urn:li:dataPlatform:airflow,i)"
    document = "query ($u: String!) { dataJob(urn: $u) { dataPlatformInstance { urn } } }"
    assert (await server.data(document, u=job))["dataJob"] == {"dataPlatformInstance": None}

    await server.write(
        job,
        dataPlatformInstance={"platform": "urn:li:dataPlatform:airflow", "instance": instance},
    )

    assert (await server.data(document, u=job))["dataJob"] == {
        "dataPlatformInstance": {"urn": instance}
    }


async def test_semantic_search_is_switched_off(server: HttpServer) -> None:
    """Which clients ask before they use it."""
    data = await server.data(
        "{ appConfig { telemetryConfig { enableThirdPartyLogging }"
        " semanticSearchConfig { enabled enabledEntities embeddingConfig { provider } } } }"
    )

    assert data["appConfig"] == {
        "telemetryConfig": {"enableThirdPartyLogging": False},
        "semanticSearchConfig": {
            "enabled": False,
            "enabledEntities": [],
            "embeddingConfig": None,
        },
    }
