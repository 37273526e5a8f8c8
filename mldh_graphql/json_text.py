"""`JSONText`: JSON that has been encoded already."""

from __future__ import annotations

__all__ = ["JSONText"]


class JSONText(str):
    """A text that is JSON, and goes into a request as it is."""

    __slots__ = ()
