"""The request that writes events of timeseries aspects, which GraphQL cannot, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.errors import WriteRejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mldh_graphql.json_text import JSONText

__all__ = [
    "TimeseriesEvents",
    "check_event_answer",
    "event_aspect",
    "event_operation",
    "event_path",
    "event_request",
    "events_by_type",
]

_ASPECTS: Final = {
    "dataProcessInstance": ("dataProcessInstanceRunEvent", "postRunEvents"),
    "dataset": ("datasetProfile", "postDatasetProfiles"),
}
"""The aspect that is written of each type of entity, and what errors call the request."""

TimeseriesEvents: TypeAlias = "Sequence[tuple[str, Mapping[str, object] | JSONText]]"
"""Pairs of an entity's URN and an event, as JSON or as its text."""


def event_aspect(urn: str) -> str:
    """Return the timeseries aspect that is written of an entity."""
    return _ASPECTS[_entity_type(urn)][0]


def event_operation(entity_type: str) -> str:
    """Return what errors call the request for entities of a type."""
    return _ASPECTS[entity_type][1]


def event_path(entity_type: str) -> str:
    """Return the path of the request for entities of a type."""
    # Without async=false DataHub answers before it has looked at the events.
    return f"v3/entity/{entity_type}?async=false"


def events_by_type(events: TimeseriesEvents) -> dict[str, TimeseriesEvents]:
    """Return the events of entities of each type, in order; each type takes its own request."""
    found: dict[str, list[tuple[str, Mapping[str, object] | JSONText]]] = {}
    for urn, event in events:
        found.setdefault(_entity_type(urn), []).append((urn, event))
    return dict(found)


def event_request(events: TimeseriesEvents, encode: Callable[[object], str]) -> str:
    """Make the body of the request.

    Args:
        events: The events.
        encode: Makes JSON texts.
    """
    items = [
        f'{{"urn":{encode(str(urn))},"{event_aspect(urn)}":{{"value":'
        f"{event if isinstance(event, str) else encode(dict(event))}}}}}"
        for urn, event in events
    ]
    return f"[{','.join(items)}]"


def check_event_answer(events: TimeseriesEvents, answer: list[object]) -> None:
    """Raise unless the answer repeats every entity whose events were sent.

    DataHub leaves out what it dropped, and repeats an entity once however many of its events came.

    Raises:
        WriteRejectedError: The events of an entity were dropped.
    """
    echoed = {
        (str(item.get("urn")), aspect)
        for item in answer
        if isinstance(item, dict)
        for aspect, _ in _ASPECTS.values()
        if item.get(aspect) is not None
    }
    for urn, _ in events:
        aspect = event_aspect(urn)
        if (str(urn), aspect) not in echoed:
            raise WriteRejectedError(
                urn=str(urn),
                aspect=aspect,
                reason="DataHub's answer leaves this out, so its events were not written",
                advice="Check the URN; repeating the events is safe",
            )


def _entity_type(urn: str) -> str:
    return urn.split(":", 3)[2]
