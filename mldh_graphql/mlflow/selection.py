"""What of a store is to be read."""

from __future__ import annotations

import string
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, Self

from mldh_graphql.entities.times import TimeLike, checked_time
from mldh_graphql.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Shard", "SinceLike", "checked_patterns", "checked_since", "is_chosen"]

SinceLike = TimeLike | timedelta
"""A time, or how long ago it is."""

_MOST_SHARDS: Final = 256
_GROUPS: Final = 16
_FIRST: Final = string.digits + string.ascii_lowercase
"""What ids of runs begin with, in either case: MLflow accepts no others."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts of a store; all of them together are the store.

    An object belongs to the same part whoever asks, so the parts need to know nothing of each
    other. Runs are told apart by the beginning of their ids, which MLflow can search for; where
    there are more parts than beginnings, by their whole ids.

    Attributes:
        index: Which part, from 0.
        count: How many parts there are.
    """

    index: int = 0
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.count <= _MOST_SHARDS:
            raise InvalidValueError(
                argument="shard", reason=f"1 to {_MOST_SHARDS} parts are possible, not {self.count}"
            )
        if not 0 <= self.index < self.count:
            raise InvalidValueError(
                argument="shard",
                reason=f"of {self.count} parts the first is 0 and the last {self.count - 1}, "
                f"so there is no {self.index}",
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a text such as ``0/4``.

        Raises:
            InvalidValueError: It is none, or there is no such part.

        Example:
            >>> Shard.parse("3/4")
            Shard(index=3, count=4)
        """
        index, slash, count = text.partition("/")
        if not slash or not index.strip().isdecimal() or not count.strip().isdecimal():
            raise InvalidValueError(
                argument="shard", reason=f"{text!r} is not of the form 0/4: which part, of how many"
            )
        return cls(int(index), int(count))

    def __contains__(self, key: str) -> bool:
        return zlib.crc32(key.encode("utf-8", "surrogatepass")) % self.count == self.index

    def has_run(self, run_id: str) -> bool:
        """Return whether a run belongs to this part."""
        if self.count == 1:
            return True
        group = _group(run_id[:1])
        first = group % min(self.count, _GROUPS)
        parts = range(first, self.count, _GROUPS)
        return self.index == parts[zlib.crc32(run_id.encode("utf-8", "surrogatepass")) % len(parts)]

    def run_filters(self) -> list[str]:
        """Return MLflow's search expressions for this part's runs; one that is empty means all.

        What they find belongs to this part as far as MLflow can tell: of more than 16 parts, some
        share a beginning, and `has_run` has the last word.
        """
        if self.count == 1:
            return [""]
        groups = min(self.count, _GROUPS)
        return [
            f"attributes.run_id ILIKE '{char}%'"
            for char in _FIRST
            if _group(char) % groups == self.index % _GROUPS
        ]


def _group(char: str) -> int:
    """Return where ids that begin so are put; MLflow's own begin with a hexadecimal digit."""
    try:
        return int(char, 16)
    except ValueError:
        return ord(char.lower()) % _GROUPS if char else 0


def checked_patterns(argument: str, patterns: str | Iterable[str]) -> tuple[str, ...]:
    """Return patterns for names, given as one text or several."""
    found = (patterns,) if isinstance(patterns, str) else tuple(patterns)
    for pattern in found:
        if not isinstance(pattern, str) or not pattern:
            raise InvalidValueError(
                argument=argument, reason="a pattern such as 'churn/*' is expected"
            )
    return found


def is_chosen(name: str, include: Iterable[str], exclude: Iterable[str]) -> bool:
    """Return whether a name matches one of the patterns, if there are any, and none to exclude."""
    wanted = tuple(include)
    if wanted and not any(fnmatchcase(name, pattern) for pattern in wanted):
        return False
    return not any(fnmatchcase(name, pattern) for pattern in exclude)


def checked_since(value: SinceLike | None) -> int | None:
    """Return the time in milliseconds since 1970."""
    if value is None:
        return None
    time = datetime.now(UTC) - value if isinstance(value, timedelta) else value
    return round(checked_time("since", time).timestamp() * 1000)
