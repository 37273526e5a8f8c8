"""`Unit`: the changes that one call makes to one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.bulk.queued_patch import QueuedPatch
from mldh_graphql.changes import AspectDelete, AspectPatch, DatasetProfileWrite, RunEventWrite
from mldh_graphql.changes.wire import event_text
from mldh_graphql.timeseries_events import event_aspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.bulk.report import Outcome
    from mldh_graphql.changes import Change
    from mldh_graphql.entities import MLModel
    from mldh_graphql.errors import DataHubMLError
    from mldh_graphql.json_text import JSONText
    from mldh_graphql.urns import Urn

__all__ = ["Unit"]


class Unit:
    """What one call changes: its patches are applied together or not at all.

    Args:
        urn: The entity.
        changes: What is to be done with it.
        must_exist: Whether it is to be refused if DataHub does not have the entity.
        model: The model that is created, to tell why that was refused.

    Attributes:
        attempt: Which attempt the patches were sent with last.
        new: Whether the patches create what there must be only once.
        outcome: What became of the patches; ``None`` while that is open.
        error: Why they were not written.
        event_outcome: What became of the events.
        event_error: Why they were not written.
        in_flight: Whether a request with any of it is under way.
    """

    __slots__ = (
        "attempt",
        "deletes",
        "error",
        "event_error",
        "event_outcome",
        "events",
        "events_if_new",
        "guarded",
        "in_flight",
        "model",
        "must_exist",
        "new",
        "outcome",
        "patches",
        "size",
        "urn",
    )

    def __init__(
        self,
        urn: Urn,
        changes: Sequence[Change],
        *,
        must_exist: bool = False,
        model: MLModel | None = None,
    ) -> None:
        self.urn = urn
        patches: list[QueuedPatch] = []
        events: list[JSONText] = []
        events_if_new: list[JSONText] = []
        deletes: list[AspectDelete] = []
        for each in changes:
            if isinstance(each, AspectPatch):
                patches.append(QueuedPatch(each))
            elif isinstance(each, RunEventWrite):
                (events_if_new if each.only_if_new else events).append(event_text(each))
            elif isinstance(each, DatasetProfileWrite):
                events.append(event_text(each))
            else:
                deletes.append(each)
        self.patches = tuple(patches)
        # Most units have none, and all of these share one empty tuple.
        self.events = tuple(events)
        self.events_if_new = tuple(events_if_new)
        self.deletes = tuple(deletes)
        self.size = sum([each.size for each in patches])
        self.must_exist = must_exist
        self.model = model
        self.guarded = tuple([each.aspect for each in patches if each.is_guarded])
        self.attempt = 1
        self.new = True
        self.outcome: Outcome | None = None
        self.error: DataHubMLError | None = None
        self.event_outcome: Outcome | None = None
        self.event_error: DataHubMLError | None = None
        self.in_flight = False

    @property
    def asks(self) -> bool:
        """Whether it depends on what is there."""
        return self.must_exist or bool(self.guarded)

    @property
    def ends_batch(self) -> bool:
        """Whether what comes after it must wait until all of it has been done."""
        return bool(self.deletes) or (bool(self.due_events) and not self.patches)

    @property
    def aspects(self) -> list[str]:
        """The aspects that its patches and removals change."""
        return [each.aspect for each in self.patches] + [each.aspect for each in self.deletes]

    @property
    def due_events(self) -> tuple[JSONText, ...]:
        """The events that are to be written after the patches were, as JSON."""
        return self.events + self.events_if_new if self.new else self.events

    @property
    def all_aspects(self) -> list[str]:
        """The aspects of everything that it writes."""
        return [*self.aspects, *([event_aspect(self.urn)] if self.due_events else [])]
