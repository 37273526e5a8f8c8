"""How the requests of a test reach the thread that the plugin has for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeAlias

import httpx

from mldh_graphql.certificates import ssl_verification
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.local import RecordedRequest

if TYPE_CHECKING:
    from concurrent.futures import Future

    from anyio.from_thread import BlockingPortal

    from mldh_graphql.config import ClientConfig

__all__ = ["HTTPTransport", "Network", "Send", "ThreadTransport"]

HTTPTransport: TypeAlias = httpx.AsyncBaseTransport
"""What carries requests: httpx's word for it."""

Send: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]
"""Carries a request out, in the plugin's thread."""

_OVER: Final = "the test that this client was made for is over"

Notice: TypeAlias = Callable[[RecordedRequest], None]


class ThreadTransport(httpx.AsyncBaseTransport):
    """Has requests of any event loop carried out in the loop of another thread.

    So a client holds nothing that belongs to the event loop of the test, and works whichever plugin
    runs that, and whenever it ends.

    Args:
        portal: Leads to the thread.
        send: Carries a request out there.
        before: Is told of a request before it is sent; what it raises keeps it from being sent.
        after: Is told of a request that was answered.
    """

    def __init__(
        self,
        portal: BlockingPortal,
        send: Send,
        *,
        before: Notice | None = None,
        after: Notice | None = None,
    ) -> None:
        self._portal = portal
        self._send = send
        self._before = before
        self._after = after
        self._under_way: set[Future[httpx.Response]] = set()
        self._is_over = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; cancelling the caller cancels it there, too."""
        if self._is_over:
            raise ConfigurationError(_OVER)
        body = await request.aread()
        asked = RecordedRequest(request.method, request.url.path, 0, (), body)
        if self._before is not None:
            self._before(asked)
        future = self._portal.start_task_soon(self._carry, request)
        self._under_way.add(future)
        try:
            response = await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._is_over and task is not None and not task.cancelling():
                raise ConfigurationError(_OVER) from None
            raise
        finally:
            self._under_way.discard(future)
        if self._after is not None:
            status, errors = response.status_code, _errors(response)
            self._after(RecordedRequest(request.method, request.url.path, status, errors, body))
        return response

    async def _carry(self, request: httpx.Request) -> httpx.Response:
        response = await self._send(request)
        # Read here: what it is read from belongs to this loop.
        content = b"".join([part async for part in response.aiter_raw()])
        await response.aclose()
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(content),
            request=request,
        )

    def close(self) -> None:
        """Send nothing more, and cancel what is under way."""
        self._is_over = True
        for future in tuple(self._under_way):
            future.cancel()


class Network:
    """A real DataHub, as the plugin's thread reaches it.

    Args:
        config: Where it is.
    """

    def __init__(self, config: ClientConfig) -> None:
        self._http = httpx.AsyncClient(
            proxy=config.proxy,
            verify=ssl_verification(config.verify),
            trust_env=config.trust_env,
        )

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request; whoever made it gave it its headers."""
        return await self._http.send(request, stream=True, auth=None, follow_redirects=False)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def _errors(response: httpx.Response) -> tuple[str, ...]:
    if not isinstance(response.stream, httpx.ByteStream):
        return ()
    answer = httpx.Response(
        response.status_code, headers=response.headers, content=b"".join(response.stream)
    )
    try:
        body = answer.json()
    except ValueError:
        return ()
    errors = body.get("errors") if isinstance(body, dict) else None
    return tuple(str(each.get("message")) for each in errors or () if isinstance(each, dict))
