"""Fixtures that tests of several modules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mldh_graphql.client import DataHubMLClient


@pytest.fixture
async def datahub() -> AsyncIterator[LocalDataHub]:
    """An empty DataHub in this process."""
    async with LocalDataHub() as running:
        yield running


@pytest.fixture
def client(datahub: LocalDataHub) -> DataHubMLClient:
    """The ordinary client, connected to ``datahub``."""
    return datahub.client
