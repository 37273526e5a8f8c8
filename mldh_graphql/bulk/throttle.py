"""How many chunks are sent at once: fewer when DataHub cannot keep up."""

from __future__ import annotations

import math

__all__ = ["Throttle"]


class Throttle:
    """Adds to the bound slowly and halves it at once, as TCP does.

    Args:
        most: The bound when all is well.

    Attributes:
        bound: How many may run at present.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._set_bound(float(most))
        self._running = 0
        self._started = 0
        self._last_cut = 0

    def _set_bound(self, bound: float) -> None:
        self._bound = min(float(self._most), max(1.0, bound))
        self.bound = math.floor(self._bound)

    @property
    def has_room(self) -> bool:
        """Whether one more may start."""
        return self._running < self.bound

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs."""
        return self._running == 0

    def start(self) -> int:
        """One more runs; return its number."""
        self._running += 1
        self._started += 1
        return self._started

    def overloaded(self, number: int) -> None:
        """DataHub told the one with this number to slow down, or did not answer in time."""
        # Those that ran already when the bound was halved tell nothing new.
        if number > self._last_cut:
            self._set_bound(self._bound / 2)
            self._last_cut = self._started

    def end(self, *, well: bool) -> None:
        """One has ended."""
        self._running -= 1
        if well:
            self._set_bound(self._bound + 1 / self._bound)
