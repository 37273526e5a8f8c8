"""Sending again what may succeed the next time."""

from __future__ import annotations

import asyncio
import enum
import logging
import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from tenacity import RetryCallState

    from mldh_graphql.config import Retries
    from mldh_graphql.errors import DataHubMLError

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

    error: DataHubMLError
    again: Again = Again.NEVER
    retry_after: float | None = None
    cause: BaseException | None = None

    def may_be_retried(self, *, idempotent: bool) -> bool:
        """Whether another attempt makes sense for such a request."""
        if self.again is Again.IF_IDEMPOTENT:
            return idempotent
        return self.again is Again.ALWAYS


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


_watcher: ContextVar[Callable[[Failure | None], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watching_attempts(watcher: Callable[[Failure | None], None]) -> Iterator[None]:
    """Be told of every attempt that this task makes in the block.

    Args:
        watcher: Is called with ``None`` before each attempt, and with the failure after one that
            failed.
    """
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def _watched(attempt: Callable[[], Awaitable[T | Failure]]) -> Callable[[], Awaitable[T | Failure]]:
    watcher = _watcher.get()
    if watcher is None:
        return attempt

    async def watched() -> T | Failure:
        watcher(None)
        outcome = await attempt()
        if isinstance(outcome, Failure):
            watcher(outcome)
        return outcome

    return watched


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
    attempt = _watched(attempt)
    begin = clock.monotonic()
    first = await attempt()
    if not isinstance(first, Failure) or not first.may_be_retried(idempotent=idempotent):
        return first
    # Most requests never get here, and importing it takes longer than this whole package.
    import tenacity  # noqa: PLC0415

    jitter = tenacity.wait_random(0, retries.first_wait)
    doubling = tenacity.wait_exponential(multiplier=retries.first_wait, max=retries.longest_wait)
    outcomes = iter([first])

    async def send() -> T | Failure:
        return next(outcomes, None) or await attempt()

    def is_retried(state: RetryCallState) -> bool:
        failure = _failure(state)
        return failure is not None and failure.may_be_retried(idempotent=idempotent)

    def wait(state: RetryCallState) -> float:
        failure = _failure(state)
        asked = failure.retry_after if failure else None
        return (doubling(state) if asked is None else asked) + jitter(state)

    def stop(state: RetryCallState) -> bool:
        over = clock.monotonic() - begin + state.upcoming_sleep
        return state.attempt_number >= retries.attempts or over > retries.deadline

    def log(state: RetryCallState) -> None:
        _log.info(
            "%s: attempt %d of %d failed with %s; the next is in %.1f s",
            what,
            state.attempt_number,
            retries.attempts,
            type(failure.error).__name__ if (failure := _failure(state)) else "an error",
            state.upcoming_sleep,
        )

    def last_failure(state: RetryCallState) -> Failure | None:
        failure = _failure(state)
        if failure is not None and state.attempt_number > 1:
            seconds = clock.monotonic() - begin
            failure.error.add_note(f"{state.attempt_number} attempts in {seconds:.1f} s")
        return failure

    retrying = tenacity.AsyncRetrying(
        sleep=clock.sleep,
        retry=is_retried,
        wait=wait,
        stop=stop,
        before_sleep=log,
        retry_error_callback=last_failure,
    )
    result: T | Failure = await retrying(send)
    return result


def _failure(state: RetryCallState) -> Failure | None:
    if state.outcome is None or state.outcome.failed:
        return None
    result: object = state.outcome.result()
    return result if isinstance(result, Failure) else None
