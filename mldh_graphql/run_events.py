"""The request that writes run events, which GraphQL cannot, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mldh_graphql.errors import WriteRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mldh_graphql.json_text import JSONText

RUN_EVENT_ASPECT = "dataProcessInstanceRunEvent"
RUN_EVENT_OPERATION = "postRunEvents"
# Without async=false DataHub answers before it has looked at the events.
RUN_EVENT_PATH = "v3/entity/dataProcessInstance?async=false"

RunEvents: TypeAlias = "Sequence[tuple[str, Mapping[str, object] | JSONText]]"
"""Pairs of a run's URN and an event, as JSON or as its text."""


def run_event_request(events: RunEvents, encode: Callable[[object], str]) -> str:
    """Make the body of the request.

    Args:
        events: The events.
        encode: Makes JSON texts.
    """
    items = [
        f'{{"urn":{encode(str(urn))},"{RUN_EVENT_ASPECT}":{{"value":'
        f"{event if isinstance(event, str) else encode(dict(event))}}}}}"
        for urn, event in events
    ]
    return f"[{','.join(items)}]"


def check_run_event_answer(events: RunEvents, answer: list[object]) -> None:
    """Raise unless the answer repeats every run whose events were sent.

    DataHub leaves out what it dropped, and repeats a run once however many of its events came.

    Raises:
        WriteRejectedError: The events of a run were dropped.
    """
    echoed = {
        item.get("urn")
        for item in answer
        if isinstance(item, dict) and item.get(RUN_EVENT_ASPECT) is not None
    }
    for urn, _ in events:
        if str(urn) not in echoed:
            raise WriteRejectedError(
                urn=str(urn),
                aspect=RUN_EVENT_ASPECT,
                reason="DataHub's answer leaves this run out, so its events were not written",
                advice="Check the run's URN; repeating the events is safe",
            )
