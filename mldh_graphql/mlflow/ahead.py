"""`ReadAhead`: pages of which the first is fetched before anybody asks for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["ReadAhead"]

_T = TypeVar("_T")


class ReadAhead(Generic[_T]):
    """Pages in their order; the first is on its way as soon as this is made.

    MLflow then looks for runs while DataHub is told of experiments and models.

    Args:
        pages: Where they come from.
    """

    def __init__(self, pages: AsyncIterator[_T]) -> None:
        self._pages = pages
        self._first: asyncio.Task[_T] | None = asyncio.create_task(self._next())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> _T:
        first, self._first = self._first, None
        return await (self._next() if first is None else first)

    async def leave(self) -> None:
        """Give up the first page if nobody has asked for it, and whatever went wrong with it."""
        first, self._first = self._first, None
        if first is not None:
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)

    async def _next(self) -> _T:
        return await anext(self._pages)
