"""JSON pointers (RFC 6901): the paths of a patch."""

from __future__ import annotations

__all__ = ["json_pointer"]


def json_pointer(*parts: str) -> str:
    """Return the pointer to a member, whatever characters the names on the way have.

    Example:
        >>> json_pointer("trainingMetrics", "val/loss")
        '/trainingMetrics/val~1loss'
    """
    path = "/".join(("", *parts))
    if "~" in path or path.count("/") > len(parts):
        return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)
    return path
