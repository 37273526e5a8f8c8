"""The client itself: made, shared, closed; and what the server says about itself."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from mldh_graphql.client import DataHubMLClient, ServerInfo
from mldh_graphql.config import ClientConfig
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.local import LocalDataHub

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "secret-token"


async def test_arguments_lead_to_the_server() -> None:
    """Server and token are all that is needed; `async with` closes the connections."""
    async with (
        LocalDataHub(port=0, token=TOKEN) as datahub,
        DataHubMLClient(datahub.url, TOKEN) as client,
    ):
        urn = await client.create_model_group("g", name="G")
        assert (await client.get_model_group(urn)).name == "G"


async def test_the_environment_leads_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in DataHub's own SDK."""
    async with LocalDataHub(port=0, token=TOKEN) as datahub:
        monkeypatch.setenv("DATAHUB_GMS_URL", datahub.url)
        monkeypatch.setenv("DATAHUB_GMS_TOKEN", TOKEN)
        async with DataHubMLClient() as client:
            assert await client.me() == "urn:li:corpuser:datahub"


async def test_an_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by itself."""
    async with LocalDataHub(port=0, token=TOKEN) as datahub:
        monkeypatch.setenv("DATAHUB_GMS_URL", "http://elsewhere.example:8080")
        monkeypatch.setenv("DATAHUB_GMS_TOKEN", TOKEN)
        async with DataHubMLClient(datahub.url) as client:
            assert await client.me() == "urn:li:corpuser:datahub"


async def test_a_function_gives_the_token() -> None:
    """It is asked again when DataHub no longer accepts what it gave."""
    tokens = iter(["stale", TOKEN])

    async def fresh() -> str:
        return next(tokens)

    async with LocalDataHub(token=TOKEN) as datahub:
        client = DataHubMLClient(datahub.url, auth=fresh, transport=datahub.transport)
        async with client:
            assert not await client.exists("urn:li:tag:t")
        assert [request.status for request in datahub.requests] == [401, 200]


def test_no_server_is_a_configuration_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says how to name one."""
    monkeypatch.delenv("DATAHUB_GMS_URL", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ConfigurationError, match="DATAHUB_GMS_URL"):
        DataHubMLClient()


async def test_config_excludes_the_other_options(datahub: LocalDataHub) -> None:
    """Two sources of the same thing would contradict each other some day."""
    config = ClientConfig(server=datahub.url)
    with pytest.raises(ConfigurationError, match="not both"):
        DataHubMLClient("http://x", config=config)
    with pytest.raises(ConfigurationError, match="not both"):
        DataHubMLClient(token=TOKEN, config=config)
    with pytest.raises(ConfigurationError, match="not both"):
        DataHubMLClient(auth=lambda: TOKEN, config=config)
    with pytest.raises(ConfigurationError, match="not both"):
        DataHubMLClient(config=config, transport=datahub.transport, http_client=httpx.AsyncClient())
    assert DataHubMLClient(config=config).config is config


async def test_an_http_client_of_ones_own_stays_open(datahub: LocalDataHub) -> None:
    """Whoever made it closes it."""
    async with httpx.AsyncClient(transport=datahub.transport) as http:
        async with DataHubMLClient(datahub.url, http_client=http) as client:
            await client.create_model_group("g")
        assert not http.is_closed


async def test_a_transport_of_ones_own_stays_open(datahub: LocalDataHub) -> None:
    """Several clients may share it, one after the other."""
    for name in ("a", "b"):
        async with DataHubMLClient(datahub.url, transport=datahub.transport) as client:
            await client.create_model_group(name)


async def test_closing(datahub: LocalDataHub) -> None:
    """Nothing can be sent afterwards; closing again is fine."""
    client = DataHubMLClient(datahub.url, transport=datahub.transport)
    await client.create_model_group("g")
    await client.aclose()
    await client.aclose()
    with pytest.raises(ConfigurationError, match="closed"):
        await client.create_model_group("g")


async def test_an_error_inside_closes_as_well(datahub: LocalDataHub) -> None:
    """And is passed on."""
    client = DataHubMLClient(datahub.url, transport=datahub.transport)
    with pytest.raises(KeyError):
        async with client:
            raise KeyError
    with pytest.raises(ConfigurationError, match="closed"):
        await client.exists("urn:li:tag:t")


def test_no_secret_is_shown() -> None:
    """Neither in the client's `repr` nor in its configuration's."""
    config = ClientConfig(
        server="http://gms.example:8080",
        token=TOKEN,
        headers={"X-Key": "secret-header"},
        proxy="http://user:secret-password@proxy.example:3128",
    )
    client = DataHubMLClient(config=config)
    assert "secret" not in repr(client) + str(client) + repr(client.config) + repr(vars(client))
    assert "gms.example:8080" in repr(client)


async def test_one_client_serves_two_event_loops() -> None:
    """Each loop has connections of its own, and all of them are closed at the end."""
    other = asyncio.new_event_loop()
    thread = threading.Thread(target=other.run_forever)
    thread.start()
    try:
        async with LocalDataHub(port=0) as datahub, DataHubMLClient(datahub.url) as client:
            await client.create_model_group("here")
            there = asyncio.run_coroutine_threadsafe(client.create_model_group("there"), other)
            await asyncio.wrap_future(there)
            found = sorted([group.urn.name async for group in client.find_model_groups()])
            assert found == ["here", "there"]
    finally:
        other.call_soon_threadsafe(other.stop)
        await asyncio.to_thread(thread.join)
        other.close()


async def test_the_server_says_what_it_is() -> None:
    """Its release and its options."""
    async with LocalDataHub(server_version="v1.4.0", entity_versioning=True) as datahub:
        assert await datahub.client.server_info() == ServerInfo("v1.4.0", entity_versioning=True)
    async with LocalDataHub(server_version="v1.5.0") as datahub:
        assert await datahub.client.server_info() == ServerInfo("v1.5.0", entity_versioning=False)


async def test_the_user_behind_a_token() -> None:
    """By URN."""
    async with LocalDataHub(token={"a": "alice", "b": "urn:li:corpuser:bob"}) as datahub:
        for token, user in (("a", "alice"), ("b", "bob")):
            async with DataHubMLClient(datahub.url, token, transport=datahub.transport) as client:
                me = await client.me()
                assert me == f"urn:li:corpuser:{user}"
