"""Values as people read them in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from rich.text import Text

if TYPE_CHECKING:
    from mldh_graphql.cli.layout import Cell
    from mldh_graphql.entities import AuditStamp, MLTrainingRun

__all__ = ["duration", "moment", "result", "stamp"]

_COLOURS: Final = {"SUCCESS": "green", "FAILURE": "red"}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def moment(time: datetime) -> str:
    """Return a time in UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def stamp(value: AuditStamp) -> str:
    """Return when, and by whom."""
    who = f" by {value.actor.display_name}" if value.actor is not None else ""
    return moment(value.time) + who


def duration(start: datetime | None, end: datetime | None) -> str:
    """Return how long something took, in its two largest units."""
    if start is None or end is None:
        return ""
    seconds = (end - start).total_seconds()
    if seconds < 60:
        return f"{seconds:g} s"
    parts: list[str] = []
    left = round(seconds)
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def result(run: MLTrainingRun) -> Cell:
    """Return how a run ended, green or red; a run that did not end is running."""
    if run.run_result is not None:
        return Text(run.run_result.value, style=_COLOURS.get(run.run_result.value, "yellow"))
    if run.end_timestamp is not None:
        return "ended"
    return "running" if run.start_timestamp is not None else ""
