"""Fixtures that tests of several modules share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mldh_graphql.client import DataHubMLClient

# How long an example takes says more about the machine than about the code. A gate must give the
# same answer twice, so there the examples are fixed; everywhere else they are new every time.
settings.register_profile(
    "mldh",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("mldh")


@pytest.fixture
async def datahub() -> AsyncIterator[LocalDataHub]:
    """An empty DataHub in this process."""
    async with LocalDataHub() as running:
        yield running


@pytest.fixture
def client(datahub: LocalDataHub) -> DataHubMLClient:
    """The ordinary client, connected to ``datahub``."""
    return datahub.client
