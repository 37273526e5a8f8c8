"""A local server and an HTTP client of it, for recorded cases that go through the wire."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from mldh_graphql.local import LocalDataHub, StoredAspect
from mldh_graphql.server.registry import entity_spec
from mldh_graphql.server.urn import Urn, key_aspect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

DATA = Path(__file__).parent / "data"

PATCH = """
mutation patchEntities($input: [PatchEntityInput!]!) {
  patchEntities(input: $input) { urn name success error }
}
"""


def recorded(name: str) -> list[dict[str, Any]]:
    """The cases of one file, as they are."""
    cases: list[dict[str, Any]] = json.loads((DATA / f"{name}_vectors.json").read_text("utf-8"))
    return cases


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """What a test does to a server: seed it, and send it requests."""

    datahub: LocalDataHub
    http: httpx.AsyncClient

    async def graphql(
        self, query: str, variables: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Send a document; the HTTP answer must be an executed one."""
        # Escaped by hand: some recorded texts have unpaired surrogates, which httpx cannot send.
        content = json.dumps({"query": query, "variables": variables or {}})
        response = await self.http.post("/api/graphql", content=content)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json;charset=utf-8"
        body: dict[str, Any] = response.json()
        assert body["extensions"] == {}
        return body

    async def patch(self, *inputs: Mapping[str, object]) -> list[dict[str, Any]]:
        """Send one batch of patches; the results in their order."""
        body = await self.graphql(PATCH, {"input": list(inputs)})
        assert "errors" not in body
        results: list[dict[str, Any]] = body["data"]["patchEntities"]
        return results

    def seed(
        self,
        urn: str,
        aspects: Mapping[str, dict[str, Any]],
        system_metadata: Mapping[str, dict[str, Any]] | None = None,
    ) -> None:
        """Put aspects into the store as they are: recorded ones need not be valid writes."""
        store = self.datahub._running.state.store
        parsed = Urn.parse(urn)
        spec = entity_spec(parsed.entity_type)
        assert spec is not None
        with store.transaction() as transaction:
            for name, value in {spec.key_aspect: key_aspect(parsed), **aspects}.items():
                metadata = dict((system_metadata or {}).get(name, {}))
                stored = StoredAspect(value, 1, metadata, 0, "urn:li:corpuser:unknown")
                transaction.put(parsed.text, name, stored)


@asynccontextmanager
async def open_door(**options: Any) -> AsyncIterator[HttpDoor]:
    """A server in this process, reached through HTTP messages."""
    async with (
        LocalDataHub(**options) as datahub,
        httpx.AsyncClient(transport=datahub.transport, base_url=datahub.url) as http,
    ):
        yield HttpDoor(datahub, http)
