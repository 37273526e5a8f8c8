"""Where something stands in a file, for messages."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.errors import SystemFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Place", "nearest"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def error(self, reason: str) -> SystemFileError:
        """Return the error that something is wrong here."""
        return SystemFileError(file=self.file, line=self.line, column=self.column, reason=reason)


def nearest(name: str, valid: Iterable[str], *, what: str = "valid names") -> str:
    """Return the advice that follows an unknown name: what was probably meant, or what there is."""
    known = sorted(valid)
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]!r}?"
    if not known:
        return f"there are no {what}"
    shown = ", ".join(repr(each) for each in known[:_MOST_SHOWN])
    more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
    return f"{what} are {shown}{more}"


_MOST_SHOWN = 30
