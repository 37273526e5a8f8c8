"""Carries a plan out through the bulk writer, and finds out why DataHub refused a part of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mldh_graphql.bulk import BulkItem, BulkReport, BulkWriter, Outcome
from mldh_graphql.errors import ConflictError, WriteRejectedError
from mldh_graphql.plans.differences import entries_of, shown
from mldh_graphql.plans.report import ApplyReport
from mldh_graphql.plans.steps import Step, step_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from mldh_graphql.bulk import BulkProgress
    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity
    from mldh_graphql.plans.differences import Difference
    from mldh_graphql.plans.plan import Plan
    from mldh_graphql.session import Session
    from mldh_graphql.urns import Urn

    Watcher = Callable[[BulkProgress], None]
    Reader = Callable[[Sequence[AnyEntity]], Awaitable[Mapping[Urn, Entity]]]

__all__ = ["apply_plan"]


async def apply_plan(
    session: Session, read: Reader, plan: Plan, *, on_progress: Watcher | None = None
) -> ApplyReport:
    """Carry a plan out; see ``client.apply``.

    Args:
        session: Where to write.
        read: Reads what DataHub has of entities, those that exist.
        plan: What is to be done.
        on_progress: Is called after every chunk.
    """
    _raise_planned_conflicts(plan)
    if plan.is_empty:
        return ApplyReport(plan, BulkReport())
    report = await _write(session, plan.levels, on_progress)
    refused = _refused(plan.steps, report)
    if not refused:
        return ApplyReport(plan, report)
    seen = await read([step.entity for step in refused])
    conflicts: list[ConflictError] = []
    again: list[Step] = []
    for step in refused:
        current = seen.get(step.urn)
        found = current if isinstance(current, type(step.entity)) else None
        conflict = _conflict(step, found)
        if conflict is not None:
            conflicts.append(conflict)
            continue
        # DataHub has what the plan saw, or is as described already. So the refusal was about how
        # it stores a value, or had another reason, which comes up again without the guards.
        fresh = step_of(step.key, step.noun, step.entity, found, prune=plan.prune, guard=False)
        again.append(fresh)
    second = await _write(session, [again]) if any(step.changes for step in again) else BulkReport()
    if conflicts:
        raise _first_of(conflicts)
    return ApplyReport(plan, _combined(report, second, again))


async def _write(
    session: Session, levels: Sequence[Sequence[Step]], on_progress: Watcher | None = None
) -> BulkReport:
    async with BulkWriter(session, on_progress=on_progress) as bulk:
        for level in levels:
            for step in level:
                if step.changes:
                    await bulk.submit(step.changes)
            # What the next level links to is there before.
            await bulk.flush()
    return bulk.report


def _raise_planned_conflicts(plan: Plan) -> None:
    conflicts = [
        ConflictError(operation="apply", urn=step.urn, reason="; ".join(step.conflicts))
        for step in plan.conflicts
    ]
    if conflicts:
        raise _first_of(conflicts, ". Nothing was written")


def _refused(steps: Sequence[Step], report: BulkReport) -> list[Step]:
    urns = {
        item.urn
        for item in report.failed
        if item.outcome is Outcome.FAILED
        and isinstance(item.error, WriteRejectedError | ConflictError)
    }
    return [step for step in steps if step.urn in urns]


def _conflict(step: Step, current: AnyEntity | None) -> ConflictError | None:
    """Return the error if a single value is neither what the plan saw nor what is wanted."""
    found: list[tuple[Difference, object]] = []
    for each in step.differences:
        now = _current(each, current)
        if now not in (each.seen, each.wanted) and each.wanted is not None:
            found.append((each, now))
    if not found:
        return None
    first, now = found[0]
    more = f"; so are {len(found) - 1} more of its fields" if len(found) > 1 else ""
    return ConflictError(
        operation="apply",
        urn=step.urn,
        reason=f"{first.place} was {shown(first.seen)} when the plan was made and is {shown(now)} "
        f"now, so {shown(first.wanted)} was not written{more}",
        data={
            "field": first.field,
            "entry": first.entry,
            "seen": shown(first.seen),
            "current": shown(now),
            "wanted": shown(first.wanted),
        },
        advice="Plan again, and look at the change",
    )


def _current(difference: Difference, entity: AnyEntity | None) -> object:
    if entity is None:
        return None
    value = getattr(entity, difference.field)
    if difference.entry is None:
        return value
    return entries_of(value).get(difference.entry)


def _first_of(conflicts: Sequence[ConflictError], note: str = "") -> ConflictError:
    first = conflicts[0]
    others = ", ".join(str(each.urn) for each in conflicts[1:4])
    more = f". In conflict too: {others}" if others else ""
    if len(conflicts) > 4:
        more += f" and {len(conflicts) - 4} more"
    return ConflictError(
        operation=first.operation,
        urn=first.urn,
        reason=f"{first.reason}{note}{more}",
        data=first.data,
        advice="Plan again, and look at the change" if first.data else None,
    )


def _combined(first: BulkReport, second: BulkReport, again: Sequence[Step]) -> BulkReport:
    """Return both reports as one; what was repeated counts only the second time."""
    repeated = {step.urn for step in again}
    kept = tuple(
        item
        for item in first.items
        if not (item.urn in repeated and item.outcome is Outcome.FAILED)
    )
    # An answer was lost, or somebody else wrote the same: DataHub has it as described.
    there = tuple(BulkItem(step.urn, (), Outcome.UNCHANGED) for step in again if not step.changes)
    return replace(
        second,
        items=kept + there + second.items,
        written_count=first.written_count + second.written_count,
        unchanged_count=first.unchanged_count + second.unchanged_count + len(there),
        requests=first.requests + second.requests,
    )
