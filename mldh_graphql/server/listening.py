"""Listening on a real port, inside a program that has its own signals and logs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Self

import uvicorn

from mldh_graphql.server.fault_answers import DROP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Receive, Scope, Send


class QuietServer(uvicorn.Server):
    """A uvicorn server that minds its own business.

    Args:
        app: What to serve.

    Attributes:
        ready: Set as soon as connections are accepted.
    """

    def __init__(self, app: ASGIApp) -> None:
        async def droppable(scope: Scope, receive: Receive, send: Send) -> None:
            scope[DROP] = lambda: self._drop(scope["client"])
            await app(scope, receive, send)

        super().__init__(
            uvicorn.Config(
                droppable,
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                ws="none",
                # Connections are told apart by where they come from.
                proxy_headers=False,
            )
        )
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections."""
        await super().startup(sockets=sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield

    def _drop(self, client: tuple[str, int]) -> None:
        for connection in self.server_state.connections:
            # Whichever of uvicorn's protocols it is, it keeps both.
            transport: object = getattr(connection, "transport", None)
            if getattr(connection, "client", None) == client and isinstance(
                transport, asyncio.Transport
            ):
                transport.abort()


class Listener:
    """A uvicorn server in the running event loop."""

    def __init__(self, server: QuietServer, task: asyncio.Task[None], url: str) -> None:
        self._server = server
        self._task = task
        self.url = url

    @classmethod
    async def start(cls, app: ASGIApp, host: str, port: int) -> Self:
        """Listen; connections are accepted from now on.

        Raises:
            OSError: The address cannot be used.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
        # asyncio leaves it off for such a socket, and then every answer waits 40 ms for the kernel.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        taken: int = listening.getsockname()[1]
        server = QuietServer(app)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        await server.ready.wait()
        shown = f"[{host}]" if ":" in host else host
        return cls(server, task, f"http://{shown}:{taken}")

    async def stop(self) -> None:
        """Stop listening; running requests are finished first."""
        self._server.should_exit = True
        await self._task
