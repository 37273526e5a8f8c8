"""Sending again what may succeed the next time."""

from __future__ import annotations

import asyncio
import enum
import logging
import math
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tenacity import RetryCallState

    from mldh_graphql.config import Retries
    from mldh_graphql.errors import RequestError

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Again(enum.Enum):
    """Whether a failed request may be sent again."""

    NEVER = "never"
    IF_IDEMPOTENT = "if idempotent"
    """The server may have done what was asked."""
    ALWAYS = "always"
    """The server has not done what was asked."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One attempt that failed.

    Attributes:
        error: What to raise if it is the last.
        again: Whether another attempt makes sense.
        retry_after: Seconds that the server asks to wait.
        cause: The exception behind the error.
    """

    error: RequestError
    again: Again = Again.NEVER
    retry_after: float | None = None
    cause: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and waiting; tests bring their own.

    Attributes:
        monotonic: Seconds that only ever grow.
        wall: Seconds since 1970.
        sleep: Waits for so many seconds.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def retry_after(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Return how many seconds a ``Retry-After`` header asks to wait.

    A date is compared with the answer's own ``Date`` where there is one, for the clocks of the two
    sides may differ.

    Args:
        headers: The answer's headers, names in lower case.
        clock: Tells the time if the answer does not.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        until = _http_date(value)
        if until is None:
            return None
        now = _http_date(headers.get("date", ""))
        seconds = until - (clock.wall() if now is None else now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


async def with_retries(
    attempt: Callable[[], Awaitable[T | Failure]],
    *,
    what: str,
    idempotent: bool,
    retries: Retries,
    clock: Clock,
) -> T | Failure:
    """Call until it works, cannot work, or the attempts or the time are used up.

    Args:
        attempt: Sends the request once; what it raises ends the retries.
        what: The operation's name, for the log.
        idempotent: Whether doing it twice is the same as doing it once.
        retries: How often and for how long.
        clock: Tells the time and waits.

    Returns:
        The first result that is no failure, or the last failure.
    """
    # Importing it takes longer than importing this whole package.
    import tenacity  # noqa: PLC0415

    backoff = tenacity.wait_exponential_jitter(
        initial=retries.first_wait, max=retries.longest_wait, jitter=retries.first_wait
    )
    jitter = tenacity.wait_random(0, retries.first_wait)
    begin = clock.monotonic()

    def failure(state: RetryCallState) -> Failure | None:
        outcome = state.outcome
        if outcome is None or outcome.failed:
            return None
        result: object = outcome.result()
        return result if isinstance(result, Failure) else None

    def is_retried(state: RetryCallState) -> bool:
        failed = failure(state)
        return failed is not None and (
            failed.again is Again.ALWAYS or (failed.again is Again.IF_IDEMPOTENT and idempotent)
        )

    def wait(state: RetryCallState) -> float:
        failed = failure(state)
        if failed is not None and failed.retry_after is not None:
            return failed.retry_after + jitter(state)
        return backoff(state)

    def stop(state: RetryCallState) -> bool:
        over = clock.monotonic() - begin + state.upcoming_sleep
        return state.attempt_number >= retries.attempts or over > retries.deadline

    def log(state: RetryCallState) -> None:
        failed = failure(state)
        _log.info(
            "%s: attempt %d of %d failed with %s; the next is in %.1f s",
            what,
            state.attempt_number,
            retries.attempts,
            type(failed.error).__name__ if failed else "an error",
            state.upcoming_sleep,
        )

    def last_failure(state: RetryCallState) -> T | Failure:
        failed = failure(state)
        if failed is None:  # pragma: no cover  # tenacity only asks after a failure
            raise RuntimeError("no failure to report")
        failed.error.add_note(
            f"{state.attempt_number} attempts in {clock.monotonic() - begin:.1f} s"
        )
        return failed

    retrying = tenacity.AsyncRetrying(
        sleep=clock.sleep,
        retry=is_retried,
        wait=wait,
        stop=stop,
        before_sleep=log,
        retry_error_callback=last_failure,
    )
    result: T | Failure = await retrying(attempt)
    return result
