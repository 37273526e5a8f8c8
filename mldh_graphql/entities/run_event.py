"""`RunEvent`: a training run started, or is complete."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.entities.strictness import refuse
from mldh_graphql.entities.texts import checked_key, optional
from mldh_graphql.entities.times import TimeLike, checked_time
from mldh_graphql.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DurationLike", "RunEvent", "RunResultType", "RunState", "RunStatus", "run_state"]

DurationLike: TypeAlias = timedelta | int
"""A duration, or its milliseconds."""


class RunStatus(StrEnum):
    """What an event says about its run."""

    STARTED = "STARTED"
    COMPLETE = "COMPLETE"


class RunResultType(StrEnum):
    """How a run ended."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    SKIPPED = "SKIPPED"
    UP_FOR_RETRY = "UP_FOR_RETRY"


@dataclass(frozen=True, slots=True, init=False)
class RunEvent:
    """One moment in the life of a run.

    Attributes:
        status: Whether it started or is complete.
        timestamp: When.
        result: How it ended; only when complete.
        native_result_type: The result in the words of the system that ran it; where there is a
            result and nothing is said, the result's own name.
        attempt: Which attempt it was.
        duration: How long the run took; only when complete.
    """

    status: RunStatus
    timestamp: datetime
    result: RunResultType | None = None
    native_result_type: str | None = None
    attempt: int | None = None
    duration: timedelta | None = None

    def __init__(
        self,
        status: RunStatus | str,
        timestamp: TimeLike,
        *,
        result: RunResultType | str | None = None,
        native_result_type: str | None = None,
        attempt: int | None = None,
        duration: DurationLike | None = None,
    ) -> None:
        """Check one moment of a run; see the class for what may be said."""
        checked_result = None if result is None else checked_run_result("result", result)
        if checked_result is None and native_result_type is not None:
            refuse("native_result_type", "it needs a result that it explains")
        if checked_result is not None and native_result_type is None:
            native_result_type = checked_result.value
        native = optional(checked_key, "native_result_type", native_result_type)
        length = None if duration is None else _checked_duration(duration)
        object.__setattr__(self, "status", _checked_status(status))
        object.__setattr__(self, "timestamp", checked_time("timestamp", timestamp))
        object.__setattr__(self, "result", checked_result)
        object.__setattr__(self, "native_result_type", native)
        object.__setattr__(self, "attempt", optional(checked_attempt, "attempt", attempt))
        object.__setattr__(self, "duration", length)
        if self.status is RunStatus.STARTED and (checked_result or length is not None):
            refuse("status", "a run that has just started has no result and no duration")


# The fields of a frozen class, as its own __init__ could set them if it were compiled.
_SETTERS: Final = tuple(vars(RunEvent)[each.name].__set__ for each in fields(RunEvent))


def _event(*values: object) -> RunEvent:
    """Make an event of values that have been checked, in the order of the fields."""
    made = object.__new__(RunEvent)
    for put, value in zip(_SETTERS, values, strict=True):
        put(made, value)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """Where a run stands, as its events tell."""

    run_result: RunResultType | None = None
    native_result_type: str | None = None
    attempt: int | None = None
    start_timestamp: datetime | None = None
    end_timestamp: datetime | None = None

    def events(self) -> tuple[RunEvent, ...]:
        """Return the events that tell this state, oldest first."""
        start, end, attempt = self.start_timestamp, self.end_timestamp, self.attempt
        events = []
        # A run of no length is one event: with two at the same time, DataHub could not tell
        # which came last.
        if start is not None and start != end:
            events.append(_event(RunStatus.STARTED, start, None, None, attempt, None))
        if end is not None:
            duration = None if start is None else end - start
            native = self.native_result_type
            events.append(
                _event(RunStatus.COMPLETE, end, self.run_result, native, attempt, duration)
            )
        return tuple(events)


def run_state(events: Iterable[RunEvent]) -> RunState:
    """Return where a run stands after these events, given in any order."""
    ordered = sorted(events, key=lambda e: (e.timestamp, e.status is RunStatus.COMPLETE))
    if not ordered:
        return RunState()
    last = ordered[-1]
    if last.status is RunStatus.STARTED:
        return RunState(attempt=last.attempt, start_timestamp=last.timestamp)
    start = None
    if last.duration is not None:
        start = last.timestamp - last.duration
    else:
        started = [each for each in ordered if each.status is RunStatus.STARTED]
        if started:
            start = started[-1].timestamp
    return RunState(
        run_result=last.result,
        native_result_type=last.native_result_type,
        attempt=last.attempt,
        start_timestamp=start,
        end_timestamp=last.timestamp,
    )


def checked_run_result(argument: str, value: RunResultType | str) -> RunResultType | None:
    """Return the result; one that only a newer DataHub knows reads as ``None``."""
    try:
        return RunResultType(value)
    except ValueError:
        refuse(argument, f"{value!r} is none of {', '.join(RunResultType)}")
        return None


def checked_attempt(argument: str, value: int) -> int:
    """Return the number of an attempt."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidValueError(
            argument=argument, reason=f"a whole number is expected, not a {type(value).__name__}"
        )
    if not 0 <= value < 2**31:
        refuse(argument, f"{value} is not between 0 and {2**31 - 1}")
    return value


def _checked_status(value: RunStatus | str) -> RunStatus:
    try:
        return RunStatus(value)
    except ValueError:
        raise InvalidValueError(
            argument="status", reason=f"{value!r} is none of {', '.join(RunStatus)}"
        ) from None


def _checked_duration(value: DurationLike) -> timedelta | None:
    try:
        duration = value if isinstance(value, timedelta) else timedelta(milliseconds=value)
    except (OverflowError, TypeError):
        refuse("duration", "a timedelta or milliseconds are expected")
        return None
    if duration < timedelta(0):
        refuse("duration", f"{value} is negative")
        return None
    return duration - duration % timedelta(milliseconds=1)
