"""The recorded sort ids of DataHub, made by linking versions through the HTTP door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.parity.http_door import HttpDoor, open_door, recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

SET = "urn:li:versionSet:(s,mlModel)"
FIRST = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,first,PROD)"
SECOND = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,second,PROD)"
SCHEME = "ALPHANUMERIC_GENERATED_BY_DATAHUB"

LINK = """
mutation ($input: LinkVersionInput!) { linkAssetVersion(input: $input) { urn type } }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[HttpDoor]:
    """One server for all cases, with entity versioning switched on."""
    async with open_door(entity_versioning=True) as opened:
        yield opened


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in recorded("sortid")])
async def test_the_next_sort_id_is_the_recorded_one(door: HttpDoor, vector: dict[str, Any]) -> None:
    """The version after the latest one gets the recorded sort id, or linking fails as recorded."""
    door.datahub.reset()
    properties = {"versionSet": SET, "versioningScheme": SCHEME, "isLatest": True}
    version = {"version": {"versionTag": "1"}, "sortId": vector["sortId"]}
    door.seed(FIRST, {"versionProperties": {**properties, **version}})
    door.seed(SET, {"versionSetProperties": {"latest": FIRST, "versioningScheme": SCHEME}})

    body = await door.graphql(
        LINK, {"input": {"versionSet": SET, "linkedEntity": SECOND, "version": "2"}}
    )

    if vector["error"] is None:
        assert body["data"]["linkAssetVersion"] == {"urn": SET, "type": "VERSION_SET"}
        linked = door.datahub.aspects(SECOND)["versionProperties"].value
        assert linked["sortId"] == vector["result"]
    else:
        assert body["data"]["linkAssetVersion"] is None
        assert vector["error"] in body["errors"][0]["message"]
        assert door.datahub.aspects(SECOND) == {}
