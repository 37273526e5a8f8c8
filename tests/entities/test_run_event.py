"""Run events: what they may say, and what they amount to."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.entities import (
    RunEvent,
    RunResultType,
    RunState,
    RunStatus,
    returned_by_datahub,
    run_state,
)
from mldh_graphql.entities.times import checked_time, millis
from mldh_graphql.errors import InvalidValueError
from tests.strategies import times


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        pytest.param(lambda: RunEvent("PAUSED", 1), "STARTED, COMPLETE", id="status"),
        pytest.param(lambda: RunEvent("COMPLETE", 1, result="OK"), "UP_FOR_RETRY", id="result"),
        pytest.param(lambda: RunEvent("COMPLETE", 1, duration=-1), "negative", id="duration"),
        pytest.param(
            lambda: RunEvent("COMPLETE", 1, duration="x"),  # type: ignore[arg-type] # on purpose
            "timedelta",
            id="no duration",
        ),
        pytest.param(lambda: RunEvent("COMPLETE", 1, attempt=-1), "between", id="attempt"),
        pytest.param(lambda: RunEvent("COMPLETE", 1, attempt=True), "whole number", id="bool"),
        pytest.param(
            lambda: RunEvent("COMPLETE", 1, native_result_type="x"), "needs a result", id="native"
        ),
        pytest.param(lambda: RunEvent("STARTED", 1, duration=1), "just started", id="started"),
    ],
)
def test_a_bad_run_event_is_refused(event: Callable[[], RunEvent], reason: str) -> None:
    """Status, result, duration and attempt are checked."""
    with pytest.raises(InvalidValueError, match=reason):
        event()


def test_a_result_of_a_newer_datahub_is_unknown() -> None:
    """An event with it can be read all the same, and so can a broken duration."""
    with returned_by_datahub():
        event = RunEvent("COMPLETE", 1, result="PAUSED", native_result_type="zzz", duration=-5)
    assert event.result is None
    assert event.duration is None


STARTED = RunEvent(RunStatus.STARTED, 1000, attempt=1)
COMPLETE = RunEvent(RunStatus.COMPLETE, 3000, result="SUCCESS", duration=timedelta(seconds=2))
LATE = RunEvent(RunStatus.COMPLETE, 3000)
AGAIN = RunEvent(RunStatus.STARTED, 4000, attempt=2)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        pytest.param([], (None, None, None, None), id="nothing yet"),
        pytest.param([STARTED], (None, 1000, None, 1), id="running"),
        pytest.param([COMPLETE], ("SUCCESS", 1000, 3000, None), id="start from the duration"),
        pytest.param([LATE, STARTED], (None, 1000, 3000, None), id="start from its event"),
        pytest.param([LATE], (None, None, 3000, None), id="no start"),
        pytest.param([AGAIN, COMPLETE, STARTED], (None, 4000, None, 2), id="started again"),
        pytest.param(
            [RunEvent("COMPLETE", 1000), STARTED], (None, 1000, 1000, None), id="at the same time"
        ),
    ],
)
def test_events_tell_where_a_run_stands(events: list[RunEvent], state: tuple[Any, ...]) -> None:
    """The last event counts; the order in which they are given does not."""
    for order in (events, events[::-1]):
        found = run_state(order)
        start, end = found.start_timestamp, found.end_timestamp
        assert (
            found.run_result,
            None if start is None else millis(start),
            None if end is None else millis(end),
            found.attempt,
        ) == state


@given(times(), times(), st.sampled_from(RunResultType), st.none() | st.integers(0, 9))
def test_a_state_survives_its_events(
    first: datetime, second: datetime, result: RunResultType, attempt: int | None
) -> None:
    """State → events → state is the identity, also for a run of no length."""
    start, end = sorted((checked_time("a", first), checked_time("b", second)))
    for state in (
        RunState(start_timestamp=start, attempt=attempt),
        RunState(
            start_timestamp=start,
            end_timestamp=end,
            attempt=attempt,
            run_result=result,
            native_result_type="native",
        ),
        RunState(start_timestamp=end, end_timestamp=end),
        RunState(end_timestamp=end),
    ):
        assert run_state(state.events()) == state
