"""A local server and a plain HTTP client of it, for tests of the doors."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"
GROUP = "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,g,PROD)"
RUN = "urn:li:dataProcessInstance:r"
EXPERIMENT = "urn:li:container:e"
DATASET = "urn:li:dataset:(urn:li:dataPlatform:s3,d,PROD)"


@dataclass(frozen=True, slots=True)
class HttpServer:
    """What tests do to a server."""

    datahub: LocalDataHub
    http: httpx.AsyncClient

    async def graphql(self, query: str, **variables: object) -> dict[str, Any]:
        """Run a document; it must be answered with 200."""
        response = await self.http.post(
            "/api/graphql", json={"query": query, "variables": variables}
        )
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    async def data(self, query: str, **variables: object) -> dict[str, Any]:
        """Run a document; there must be no errors."""
        body = await self.graphql(query, **variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def error(self, query: str, **variables: object) -> dict[str, Any]:
        """Run a document; there must be exactly one error."""
        body = await self.graphql(query, **variables)
        (error,) = body["errors"]
        assert isinstance(error, dict)
        return error

    async def write(self, urn: str, **aspects: Mapping[str, Any]) -> None:
        """Replace aspects of an entity as a whole."""
        inputs = [
            {
                "urn": urn,
                "aspectName": name,
                "patch": [{"op": "ADD", "path": "", "value": json.dumps(value)}],
                "forceGenericPatch": True,
            }
            for name, value in aspects.items()
        ]
        data = await self.data(
            "mutation ($i: [PatchEntityInput!]!) { patchEntities(input: $i) { success error } }",
            i=inputs,
        )
        assert all(result["success"] for result in data["patchEntities"]), data

    async def write_event(self, run: str, **event: Any) -> httpx.Response:
        """Write a run event by the OpenAPI route."""
        return await self.http.post(
            "/openapi/v3/entity/dataProcessInstance?async=false",
            json=[{"urn": run, "dataProcessInstanceRunEvent": {"value": event}}],
        )


@asynccontextmanager
async def started(
    *, headers: Mapping[str, str] | None = None, **options: Any
) -> AsyncIterator[HttpServer]:
    """A server in this process with the options of :class:`LocalDataHub`."""
    async with (
        LocalDataHub(**options) as datahub,
        httpx.AsyncClient(
            transport=datahub.transport, base_url=datahub.url, headers=dict(headers or {})
        ) as http,
    ):
        yield HttpServer(datahub, http)
