"""The recorded exceptions of DataHub, thrown in a resolver and seen through the HTTP door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.parity.http_door import HttpDoor, open_door, recorded
from tests.parity.test_error_rules import chained

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door() -> AsyncIterator[HttpDoor]:
    """One server for all cases."""
    async with open_door() as opened:
        yield opened


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in recorded("error")])
async def test_an_exception_looks_as_recorded(
    door: HttpDoor, vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Message, code, type, path and classification are DataHub's."""
    outer = chained(vector["chain"])

    def throw(*_arguments: object, **_named: object) -> None:
        raise outer

    query = door.datahub._running.state.engine.schema.query_type
    assert query is not None
    monkeypatch.setattr(query.fields["me"], "resolve", throw)

    body = await door.graphql("{ me { corpUser { urn } } }")

    assert body == {
        "data": {"me": None},
        "extensions": {},
        "errors": [
            {
                "message": vector["message"],
                "locations": [{"line": 1, "column": 3}],
                "path": ["me"],
                "extensions": {
                    **vector["extensions"],
                    "classification": "DataFetchingException",
                },
            }
        ],
    }
