"""One test session's servers, in a thread that starts when a test first asks for one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from anyio.from_thread import start_blocking_portal

from mldh_graphql.config import ClientConfig
from mldh_graphql.testing.local_server import LocalServer, LocalServers
from mldh_graphql.testing.real_server import RealDataHub, RealServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mldh_graphql.testing.marker import MarkerOptions
    from mldh_graphql.testing.real_server import Cleanup
    from mldh_graphql.testing.server import Server

__all__ = ["local_datahubs", "real_datahub"]


@contextmanager
def local_datahubs() -> Iterator[Callable[[MarkerOptions], Server]]:
    """Give what makes the local server of a test, until the session ends."""
    with start_blocking_portal("asyncio") as portal:
        servers = LocalServers()

        def server(options: MarkerOptions) -> LocalServer:
            return LocalServer(portal, portal.call(servers.prepared, options), options)

        try:
            yield server
        finally:
            portal.call(servers.close)


@contextmanager
def real_datahub(
    url: str, *, cleanup: Cleanup, deadline: float
) -> Iterator[Callable[[MarkerOptions], Server]]:
    """Give what lets a test into a real DataHub, until the session ends.

    The token is that of ``DATAHUB_GMS_TOKEN``.

    Args:
        url: Where it is.
        cleanup: What becomes of what tests wrote.
        deadline: Seconds to wait for the index.

    Raises:
        ConfigurationError: The address or the token cannot be used.
    """
    config = ClientConfig.from_environment(server=url)
    with start_blocking_portal("asyncio") as portal:
        datahub = RealDataHub(config, cleanup, deadline)
        try:
            yield lambda _options: RealServer(portal, datahub)
        finally:
            portal.call(datahub.close)
