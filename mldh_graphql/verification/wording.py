"""Values as text that a terminal, a log and a report can show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from mldh_graphql.entities import AuditStamp, HyperParam, Link, Metric, Owner

__all__ = ["counted", "printable", "shown"]

_LONGEST = 200


def shown(value: object) -> str | None:
    """Return a value in the words of a report, cut to a readable length."""
    if value is None:
        return None
    text = _text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Example:
        >>> counted(1, "link"), counted(2_000, "entity", "entities")
        ('1 link', '2,000 entities')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """Return the text with control and formatting characters escaped, on one line."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _text(value: object) -> str:  # noqa: C901, PLR0911 - a table
    match value:
        case Enum():
            return str(value.value)
        case datetime():
            return value.isoformat()
        case AuditStamp():
            return value.time.isoformat() + (f" by {printable(value.actor)}" if value.actor else "")
        case Metric() | HyperParam():
            parts = [repr(value.value)]
            if value.description is not None:
                parts.append(f"description {value.description!r}")
            if value.created_at is not None:
                parts.append(f"created at {value.created_at.isoformat()}")
            return ", ".join(parts)
        case Link():
            created = f", created {_text(value.created)}" if value.created else ""
            return f"{value.description!r}{created}"
        case Owner():
            return f"{printable(value.urn)} as {printable(str(value.type))}"
        case Mapping():
            return "{" + ", ".join(f"{_text(k)}: {_text(v)}" for k, v in value.items()) + "}"
        case tuple() | list() | frozenset():
            return "[" + ", ".join(_text(each) for each in value) + "]"
        case str() if value.startswith("urn:"):
            return printable(value)
        case _:
            return repr(value)
