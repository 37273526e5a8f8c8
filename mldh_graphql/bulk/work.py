"""`EntityWork`: what one chunk does with one entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.bulk.merging import merged_patches
from mldh_graphql.bulk.report import Outcome
from mldh_graphql.errors import EntityNotFoundError
from mldh_graphql.timeseries_events import event_aspect

if TYPE_CHECKING:
    from mldh_graphql.bulk.merging import SentPatch
    from mldh_graphql.bulk.report import Ledger
    from mldh_graphql.bulk.unit import Unit
    from mldh_graphql.urns import Urn

__all__ = ["EntityWork", "missing"]


def missing(urn: Urn) -> EntityNotFoundError:
    """Return the error for changes of an entity that does not exist."""
    return EntityNotFoundError(
        operation="getExisting", urn=urn, reason="DataHub does not have this entity"
    )


class EntityWork:
    """Units of one entity that go into one request, in order.

    Args:
        urn: The entity.
        units: Its units.

    Attributes:
        exists: Whether DataHub has it; ``True`` while nobody wants to know.
        present: Those of the aspects that may be written only once that it has; ``None`` if
            DataHub was not asked, or did not say.
    """

    __slots__ = ("exists", "present", "units", "urn")

    def __init__(self, urn: Urn, units: list[Unit]) -> None:
        self.urn = urn
        self.units = units
        self.exists = True
        self.present: frozenset[str] | None = None

    @property
    def asks(self) -> bool:
        """Whether what is to be sent depends on what is there."""
        return any(unit.asks for unit in self.units)

    @property
    def must_exist(self) -> bool:
        """Whether a unit is to be refused if DataHub does not have the entity."""
        return any(unit.must_exist for unit in self.units)

    @property
    def open_units(self) -> list[Unit]:
        """The units whose outcome is open."""
        return [unit for unit in self.units if unit.outcome is None]

    def choose_attempts(self) -> None:
        """Choose what each unit sends, and refuse those that need an entity that is not there.

        A unit sees what those before it will have written.
        """
        exists, present = self.exists, set(self.present or ())
        for unit in self.units:
            if unit.must_exist and not exists:
                unit.outcome, unit.error = Outcome.FAILED, missing(self.urn)
                continue
            unit.attempt = 1 if present.isdisjoint(unit.guarded) else 2
            unit.new = unit.attempt == 1
            exists = exists or bool(unit.patches)
            present.update([patch.aspect for patch in unit.patches])

    def patches(self) -> list[SentPatch]:
        """Return the patches of all open units as GraphQL input."""
        return merged_patches(
            self.urn, [(patch, unit.attempt) for unit in self.open_units for patch in unit.patches]
        )

    def settle(self, ledger: Ledger) -> None:
        """Record what became of it, in as few items as are true."""
        written: list[str] = []
        unchanged = False
        for unit in self.units:
            match unit.outcome:
                case Outcome.WRITTEN:
                    written += unit.aspects
                case Outcome.UNCHANGED:
                    unchanged = True
                case _:
                    outcome = unit.outcome or _undecided(in_flight=unit.in_flight)
                    ledger.add(self.urn, unit.all_aspects, outcome, unit.error)
                    continue
            if unit.event_outcome is Outcome.WRITTEN:
                written.append(event_aspect(self.urn))
            elif unit.due_events:
                outcome = unit.event_outcome or _undecided(in_flight=unit.in_flight)
                ledger.add(self.urn, [event_aspect(self.urn)], outcome, unit.event_error)
        if written:
            ledger.add(self.urn, written, Outcome.WRITTEN)
        elif unchanged:
            ledger.add(self.urn, (), Outcome.UNCHANGED)


def _undecided(*, in_flight: bool) -> Outcome:
    return Outcome.UNKNOWN if in_flight else Outcome.NOT_SENT
