"""Waiting for DataHub's index, not too often and not for ever."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql.retries import Clock

__all__ = ["Polling"]

_FIRST: Final = 0.25
_LONGEST: Final = 5.0
_GROWTH: Final = 1.6


class Polling:
    """Pauses that grow from a quarter of a second to five, each jittered, until a deadline.

    The jitter keeps programs that were started together from asking together.

    Args:
        clock: The time, and waiting.
        deadline: Seconds from now on.
        jitter: Returns a number from 0 to 1.
    """

    def __init__(
        self,
        clock: Clock,
        deadline: float,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._jitter = jitter
        self._pause = _FIRST
        self._begin = clock.monotonic()
        self._end = self._begin + deadline

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return self._clock.monotonic() - self._begin

    async def wait(self) -> bool:
        """Pause; return whether to ask again. The last time to ask is the deadline itself."""
        left = self._end - self._clock.monotonic()
        if left <= 0:
            return False
        pause = self._pause * (0.5 + self._jitter())
        self._pause = min(self._pause * _GROWTH, _LONGEST)
        await self._clock.sleep(min(pause, left))
        return True
