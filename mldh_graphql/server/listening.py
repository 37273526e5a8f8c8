"""Listening on a real port, inside a program that has its own signals and logs."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import uvicorn

from mldh_graphql.server.fault_answers import DROP

if TYPE_CHECKING:
    import socket
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
