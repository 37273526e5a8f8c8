"""`Connections`: an HTTP client and a token for every event loop that sends requests."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import httpx

from mldh_graphql.answers import Answer
from mldh_graphql.certificates import ssl_verification
from mldh_graphql.connection_failures import ConnectionFailures
from mldh_graphql.credentials import token_from
from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from mldh_graphql.config import ClientConfig
    from mldh_graphql.credentials import Redactor
    from mldh_graphql.request import Request
    from mldh_graphql.retries import Failure

__all__ = ["SOCKS_ADVICE", "Connection", "Connections", "HTTPClient", "HTTPTransport"]

SOCKS_ADVICE: Final = "a SOCKS proxy needs one more package: pip install 'httpx[socks]'"

HTTPTransport: TypeAlias = httpx.AsyncBaseTransport
"""What carries requests: httpx's word for it."""

HTTPClient: TypeAlias = httpx.AsyncClient
"""httpx's asynchronous client."""


@dataclass(slots=True)
class Connection:
    """What belongs to one event loop.

    Attributes:
        http: Sends the requests.
        token: The token that `ClientConfig.auth` gave last.
        refreshing: Is held while a new one is asked for.
    """

    http: httpx.AsyncClient
    token: str | None
    refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Connections:
    """Opens connections to one DataHub, and closes what it opened.

    Args:
        config: Where DataHub is and how to reach it.
        redactor: Is told of tokens, which must not be repeated.
        transport: Carries the requests instead of the network. It stays open.
        http_client: Carries the requests instead of a client made here. It stays open.

    Raises:
        ConfigurationError: Both are given, or the address is none.
    """

    def __init__(
        self,
        config: ClientConfig,
        redactor: Redactor,
        *,
        transport: httpx.AsyncBaseTransport | None,
        http_client: httpx.AsyncClient | None,
    ) -> None:
        if transport is not None and http_client is not None:
            raise ConfigurationError("pass transport or http_client, not both")
        _check_httpx_understands(config.url.graphql)
        self._config = config
        self._redactor = redactor
        self._transport = None if transport is None else _Borrowed(transport)
        self._http_client = http_client
        self._failures = ConnectionFailures(config.url, redactor)
        timeouts = config.timeouts
        self._timeout = httpx.Timeout(
            connect=timeouts.connect,
            read=timeouts.read,
            write=timeouts.write,
            pool=timeouts.pool,
        )
        self._of_loops: dict[asyncio.AbstractEventLoop, Connection] = {}
        self._guard = threading.Lock()
        self._closed = False

    def here(self) -> Connection:
        """Return the connection of the event loop that runs.

        Raises:
            ConfigurationError: `aclose` was called.
        """
        loop = asyncio.get_running_loop()
        with self._guard:
            if self._closed:
                raise ConfigurationError("the session is closed; open a new one")
            connection = self._of_loops.get(loop)
            if connection is None:
                for other in [each for each in self._of_loops if each.is_closed()]:
                    del self._of_loops[other]
                connection = Connection(self._http_client or self._new_client(), token=None)
                self._of_loops[loop] = connection
            return connection

    async def token(self, connection: Connection, refused: str | None = None) -> str | None:
        """Return the token to send, another one than was refused.

        Raises:
            ConfigurationError: ``auth`` returned none.
        """
        if self._config.auth is None:
            return self._config.token
        async with connection.refreshing:
            # Whoever waited here while another task refreshed the token takes the new one.
            if connection.token is None or connection.token == refused:
                connection.token = await token_from(self._config.auth)
                self._redactor.add(connection.token)
            return connection.token

    async def post(
        self, connection: Connection, request: Request, token: str | None
    ) -> Answer | Failure:
        """Send a request once."""
        headers = httpx.Headers(dict(self._config.headers))
        headers["Content-Type"] = headers["Accept"] = "application/json"
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            response = await connection.http.request(
                request.method,
                request.url,
                content=request.body,
                headers=headers,
                timeout=self._timeout,
                follow_redirects=False,
            )
        except (httpx.HTTPError, OSError) as error:
            return self._failure(error, request.operation)
        return Answer(
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            response.content,
        )

    def _failure(self, error: Exception, operation: str) -> Failure:  # noqa: PLR0911  # a table
        failures, timeouts = self._failures, self._config.timeouts
        match error:
            case httpx.ConnectTimeout():
                return failures.connect_timeout(error, operation, timeouts.connect)
            case httpx.PoolTimeout():
                return failures.pool_timeout(error, operation, timeouts.pool)
            case httpx.WriteTimeout():
                return failures.timeout(error, operation, timeouts.write)
            case httpx.TimeoutException():
                return failures.timeout(error, operation, timeouts.read)
            case httpx.ProxyError():
                return failures.proxy_refused(error, operation)
            case httpx.ConnectError():
                return failures.unreachable(error, operation)
            case httpx.DecodingError():
                return failures.unreadable(error, operation)
            case httpx.LocalProtocolError():
                return failures.unsendable(operation)
            case _:
                return failures.dropped(error, operation)

    async def aclose(self) -> None:
        """Close every connection that was opened here, in all event loops."""
        with self._guard:
            self._closed = True
            connections, self._of_loops = self._of_loops, {}
        if self._http_client is not None:
            return
        here = asyncio.get_running_loop()
        for loop, connection in connections.items():
            if loop is here:
                await connection.http.aclose()
            elif loop.is_running():
                closing = asyncio.run_coroutine_threadsafe(connection.http.aclose(), loop)
                await asyncio.wrap_future(closing)
            # A loop that has ended took its connections with it.

    def _new_client(self) -> httpx.AsyncClient:
        if self._transport is not None:
            return httpx.AsyncClient(transport=self._transport)
        config = self._config
        try:
            return httpx.AsyncClient(
                proxy=config.proxy,
                verify=ssl_verification(config.verify),
                trust_env=config.trust_env,
                limits=httpx.Limits(
                    max_connections=config.limits.connections,
                    max_keepalive_connections=config.limits.keep_alive,
                    keepalive_expiry=config.limits.keep_alive_seconds,
                ),
            )
        except ImportError as error:
            raise ConfigurationError(SOCKS_ADVICE) from error


class _Borrowed(httpx.AsyncBaseTransport):
    """Another's transport, which clients must not close."""

    def __init__(self, owned: httpx.AsyncBaseTransport) -> None:
        self._owned = owned

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._owned.handle_async_request(request)

    async def aclose(self) -> None:
        pass


def _check_httpx_understands(url: str) -> None:
    try:
        httpx.URL(url)
    except httpx.InvalidURL:
        raise ConfigurationError("server is not a valid address: check its host") from None
