"""Changes that wait to be sent, grouped by entity."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from mldh_graphql.bulk.work import EntityWork

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.bulk.unit import Unit
    from mldh_graphql.urns import Urn

__all__ = ["WaitingChanges"]

MOST_PATCHES: Final = 1_500
"""Patches in one request. DataHub's complexity limit allows about 1,995."""

MOST_CHARACTERS: Final = 4_000_000
"""Characters in one request. DataHub's frontend takes 10 MB."""


class WaitingChanges:
    """Entities with changes to be sent, in the order in which they came.

    An entity that is being sent is not handed out again before that has ended.

    Args:
        chunk_size: How many entities make a chunk.
    """

    def __init__(self, chunk_size: int) -> None:
        self._chunk_size = chunk_size
        self._ready: dict[Urn, deque[Unit]] = {}
        self._later: dict[Urn, deque[Unit]] = {}
        self._busy: set[Urn] = set()
        self._patches = 0
        self._characters = 0

    def __len__(self) -> int:
        return len(self._ready) + len(self._later)

    @property
    def chunks(self) -> int:
        """How many chunks wait, the last one possibly not full."""
        entities = len(self._ready) + len(self._later)
        if not entities:
            return 0
        return 1 + max(
            (entities - 1) // self._chunk_size,
            self._patches // MOST_PATCHES,
            self._characters // MOST_CHARACTERS,
        )

    @property
    def is_due(self) -> bool:
        """Whether a full chunk can be sent."""
        return len(self._ready) >= self._chunk_size or (bool(self._ready) and self.chunks > 1)

    @property
    def has_ready(self) -> bool:
        """Whether anything can be sent."""
        return bool(self._ready)

    def put(self, unit: Unit) -> None:
        """Let a unit wait behind the others of its entity."""
        waiting = self._later if unit.urn in self._busy else self._ready
        units = waiting.get(unit.urn)
        if units is None:
            units = waiting[unit.urn] = deque()
        units.append(unit)
        self._patches += len(unit.patches)
        self._characters += unit.size

    def take(self) -> list[EntityWork]:
        """Hand out one chunk; its entities are busy until `done`."""
        chunk: list[EntityWork] = []
        patches = characters = 0
        while self._ready and len(chunk) < self._chunk_size:
            urn = next(iter(self._ready))
            waiting = self._ready.pop(urn)
            units: list[Unit] = []
            while waiting:
                unit = waiting[0]
                full = (
                    patches + len(unit.patches) > MOST_PATCHES
                    or characters + unit.size > MOST_CHARACTERS
                )
                if full and (chunk or units):
                    break
                units.append(waiting.popleft())
                patches += len(unit.patches)
                characters += unit.size
                if unit.ends_batch:
                    break
            if waiting:
                self._later[urn] = waiting
            if not units:
                self._ready[urn] = self._later.pop(urn)
                break
            self._busy.add(urn)
            chunk.append(EntityWork(urn, units))
            if patches >= MOST_PATCHES or characters >= MOST_CHARACTERS:
                break
        self._patches -= patches
        self._characters -= characters
        return chunk

    def done(self, urns: Iterable[Urn]) -> None:
        """Take note that these are no longer being sent."""
        for urn in urns:
            self._busy.discard(urn)
            if (units := self._later.pop(urn, None)) is not None:
                self._ready[urn] = units

    def drain(self) -> Iterable[Unit]:
        """Hand out everything that waits, never to be sent."""
        for waiting in (self._ready, self._later):
            for units in waiting.values():
                yield from units
            waiting.clear()
        self._patches = self._characters = 0
