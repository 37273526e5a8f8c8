"""Clients of a local server whose requests pass through a transport of the test's choice."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from mldh_graphql import ClientConfig, DataHubMLClient, Retries
from mldh_graphql.session import Session
from tests.wire import FakeTime

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from mldh_graphql import LocalDataHub


@asynccontextmanager
async def client_through(
    datahub: LocalDataHub, transport: httpx.AsyncBaseTransport, *, attempts: int = 4
) -> AsyncIterator[DataHubMLClient]:
    """Give a client that waits in no time between attempts."""
    config = ClientConfig(
        server=datahub.url, retries=Retries(attempts=attempts, deadline=100_000), trust_env=False
    )
    client = DataHubMLClient(config=config, transport=transport)
    client._session = Session(config, transport=transport, clock=FakeTime().clock)
    try:
        yield client
    finally:
        await client.aclose()
