"""A transport that breaks some requests, before or after they were carried out."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = (
    "500",
    "503 after",
    "429",
    "dropped before",
    "dropped after",
    "hang before",
    "hang after",
)


class FaultyTransport(httpx.AsyncBaseTransport):
    """Breaks requests at random.

    Args:
        inner: Carries out the requests that get through.
        rate: The share of requests to break.
        kinds: In which ways.
        seed: Makes the faults repeatable.
        most: After so many faults there are no more.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        rate: float,
        kinds: Sequence[str] = KINDS,
        seed: int = 0,
        most: int = 1_000_000,
    ) -> None:
        self.inner = inner
        self.rate = rate
        self.kinds = kinds
        self.most = most
        self.faults: Counter[str] = Counter()
        self.bodies: list[bytes] = []
        self.under_way = 0
        self.most_under_way = 0
        self._random = random.Random(seed)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request out, or break it."""
        self.bodies.append(request.content)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self._random.random() >= self.rate or self.faults.total() >= self.most:
                return await self.inner.handle_async_request(request)
            kind = self._random.choice(self.kinds)
            self.faults[kind] += 1
            return await self._broken(kind, request)
        finally:
            self.under_way -= 1

    async def _broken(self, kind: str, request: httpx.Request) -> httpx.Response:
        if kind.endswith("after"):
            response = await self.inner.handle_async_request(request)
            await response.aread()
        match kind:
            case "500":
                return httpx.Response(500, text="broken", request=request)
            case "503 after":
                return httpx.Response(503, text="too late", request=request)
            case "429":
                headers = {"Retry-After": "3"}
                return httpx.Response(429, text="too many", headers=headers, request=request)
            case "dropped before" | "dropped after":
                raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
            case "hang before" | "hang after":
                # What httpx makes of a server that does not answer, without the waiting.
                raise httpx.ReadTimeout("", request=request)
        raise AssertionError(kind)
