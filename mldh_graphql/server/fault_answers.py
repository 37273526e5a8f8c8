"""What clients get instead of an answer when a fault hits their request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from mldh_graphql.server.faults import FaultKind

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mldh_graphql.server.faults import Fault, Faults

__all__ = ["DROP", "fault_answer"]

DROP: Final = "mldh.drop"
"""In the scope of a request: the function that closes its connection."""


def fault_answer(fault: Fault, faults: Faults) -> Response:
    """Make what a client gets.

    Args:
        fault: What happens to its request.
        faults: Where the fault comes from; says when it is over.
    """
    match fault.kind:
        case FaultKind.ANSWER:
            return Response(fault.body, status_code=fault.status, headers=dict(fault.headers))
        case FaultKind.DROP:
            return _Dropped()
        case FaultKind.HANG:
            return _Hanging(faults.cleared)


class _Dropped(Response):
    """Closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[DROP]()
        # To nobody; but ASGI servers complain of applications that do not answer.
        await super().__call__(scope, receive, send)


class _Hanging(_Dropped):
    """Waits until the client is gone, or the fault is taken away."""

    def __init__(self, over: asyncio.Event) -> None:
        super().__init__()
        self._over = over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        waiting = {
            asyncio.ensure_future(self._over.wait()),
            asyncio.ensure_future(_gone(receive)),
        }
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        await super().__call__(scope, receive, send)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
