"""The state of a run: DataHub has it only in its index, as events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.fields import STATE_FIELDS
from mldh_graphql.verification.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mldh_graphql.entities import MLTrainingRun

__all__ = ["RunStateCheck"]


class RunStateCheck:
    """A run's state as described and as the index shows it.

    Attributes:
        described: What is to be there.
    """

    def __init__(self, described: MLTrainingRun, stored: MLTrainingRun) -> None:
        self.described = described
        self._stored = stored
        self._differing = [
            name
            for name in STATE_FIELDS
            if (said := getattr(described, name)) is not None and said != getattr(stored, name)
        ]

    @property
    def is_pending(self) -> bool:
        """Whether the index may still come to show what was described.

        Once it shows a later event than was described, it cannot.
        """
        return bool(self._differing) and not self._is_overtaken

    @property
    def _is_overtaken(self) -> bool:
        shown_last, said_last = _last(self._stored), _last(self.described)
        return shown_last is not None and said_last is not None and shown_last > said_last

    def deviations(self) -> Iterator[Deviation]:
        """Return where the state differs.

        DataHub keeps events nowhere but in its index. So if the index does not show an event as
        late as the one described, nobody can tell whether it is on its way or was never written.
        """
        urn = self.described.urn
        shown_last, said_last = _last(self._stored), _last(self.described)
        if not self._differing:
            if said_last is None and shown_last is None:
                yield Deviation(
                    urn=urn,
                    kind=DeviationKind.NO_STATE,
                    field="events",
                    reason="DataHub shows no event of it, so nobody sees whether it ran",
                )
            return
        if shown_last is None or (said_last is not None and shown_last < said_last):
            yield Deviation(
                urn=urn,
                kind=DeviationKind.NOT_VISIBLE,
                field="events",
                expected=shown([event.status for event in self.described.events]),
                actual=shown([event.status for event in self._stored.events]),
                reason="the run has no readable state yet; if waiting longer does not help, its "
                "events were never written"
                if shown_last is None
                else "the index shows an earlier state; if waiting longer does not help, the "
                "later events were never written",
            )
            return
        for name in self._differing:
            yield Deviation(
                urn=urn,
                kind=DeviationKind.DIFFERS,
                field=name,
                expected=shown(getattr(self.described, name)),
                actual=shown(getattr(self._stored, name)),
            )


def _last(run: MLTrainingRun) -> datetime | None:
    return max((event.timestamp for event in run.events), default=None)
