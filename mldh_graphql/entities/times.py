"""Points in time: aware ``datetime`` outside, whole milliseconds since 1970 inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from mldh_graphql.entities.strictness import is_returned
from mldh_graphql.errors import InvalidValueError

__all__ = ["EPOCH", "TimeLike", "checked_time", "millis"]

TimeLike: TypeAlias = datetime | int
"""An aware ``datetime``, or milliseconds since 1970 as DataHub has them."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(microsecond=999_000, tzinfo=UTC)


def checked_time(argument: str, value: TimeLike) -> datetime:
    """Return the time in UTC, cut to whole milliseconds as DataHub keeps it.

    What DataHub returned beyond the years that Python knows becomes the first or last of them.

    Raises:
        InvalidValueError: It has no time zone, is no time, or is beyond the year 9999.
    """
    if isinstance(value, datetime):
        if type(value) is datetime and value.tzinfo is UTC and value.microsecond % 1000 == 0:
            return value
        if value.utcoffset() is None:
            raise InvalidValueError(
                argument=argument,
                reason=f"{value.isoformat()} has no time zone; "
                "add one, for example datetime.now(timezone.utc)",
            )
        try:
            return EPOCH + timedelta(milliseconds=(value - EPOCH) // _MILLISECOND)
        except OverflowError:  # pragma: no cover - aware times this close to the edge
            raise InvalidValueError(argument=argument, reason="beyond Python's years") from None
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidValueError(
            argument=argument,
            reason="an aware datetime or whole milliseconds since 1970 are expected, "
            f"not a {type(value).__name__}",
        )
    try:
        return EPOCH + timedelta(milliseconds=int(value))
    except OverflowError:
        if is_returned():
            return _LAST if value > 0 else _FIRST
        raise InvalidValueError(
            argument=argument,
            reason=f"{value} is outside the years 1 to 9999; milliseconds since 1970 are expected",
        ) from None


def millis(time: datetime) -> int:
    """Return the milliseconds since 1970."""
    return (time - EPOCH) // _MILLISECOND
