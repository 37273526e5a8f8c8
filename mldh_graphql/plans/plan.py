"""`Plan`: what would have to change for DataHub to be as described."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.plans.differences import Difference, shown
from mldh_graphql.plans.order import levels
from mldh_graphql.plans.steps import Action, Step, step_of
from mldh_graphql.system.nouns import noun_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import AnyEntity, Change
    from mldh_graphql.entities import Entity
    from mldh_graphql.system import MLSystem
    from mldh_graphql.urns import Urn

__all__ = ["Plan", "plan_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would have to change for DataHub to be as described.

    It remembers what it saw: applying it is refused where a single value has changed since. A plan
    with nothing to do is false, and prints what it looked at all the same.

    Attributes:
        levels: What is to be done with each entity; what is linked to stands in earlier levels.
        prune: Whether it removes entries of lists and maps that the description does not have.
    """

    levels: tuple[tuple[Step, ...], ...]
    prune: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for level in self.levels for step in level)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that would be written, in order."""
        return tuple(change for step in self.steps for change in step.changes)

    @property
    def conflicts(self) -> tuple[Step, ...]:
        """The entities that cannot be as described; while there are any, nothing is written."""
        return tuple(step for step in self.steps if step.action is Action.CONFLICT)

    @property
    def is_empty(self) -> bool:
        """Whether DataHub is as described."""
        return all(step.action is Action.UNCHANGED for step in self.steps)

    def __bool__(self) -> bool:
        return not self.is_empty

    def __getitem__(self, key: str) -> Step:
        """Return the step of the entity with this local id."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def __str__(self) -> str:
        lines: list[str] = []
        for step in self.steps:
            lines.append(f"{step.action.mark} {step.noun} {_shown_key(step.key)}  {step.urn}")
            if step.is_hidden:
                lines.append("    soft-deleted, and stays so; client.restore shows it again")
            lines += [f"    ! {reason}" for reason in step.conflicts]
            lines += [f"    {each}" for each in step.differences]
        return "\n".join([*lines, self._summary()])

    def _summary(self) -> str:
        count = Counter(step.action for step in self.steps)
        pruned = sum(each.mark == "-" for step in self.steps for each in step.differences)
        said = [
            f"{count[Action.CREATE]} to create",
            f"{count[Action.CHANGE]} to change",
            f"{count[Action.UNCHANGED]} unchanged",
        ]
        if pruned:
            said.append(f"{pruned} to prune")
        if count[Action.CONFLICT]:
            said.append(f"{count[Action.CONFLICT]} in conflict")
        kept = sum(len(step.kept) for step in self.steps)
        more = f"; {kept} more in DataHub than described (prune=True removes them)" if kept else ""
        return f"Plan: {', '.join(said)}{more}."

    def to_json(self) -> str:
        """Return the plan as JSON text: the actions with what was seen and what is wanted."""
        steps = [
            {
                "key": step.key,
                "urn": str(step.urn),
                "noun": step.noun,
                "action": step.action.value,
                "differences": [_json(each) for each in step.differences],
                "kept": [_json(each) for each in step.kept],
                "conflicts": list(step.conflicts),
                "is_hidden": step.is_hidden,
            }
            for step in self.steps
        ]
        document = {"is_empty": self.is_empty, "prune": self.prune, "steps": steps}
        return json.dumps(document, indent=2, ensure_ascii=False)


def plan_of(system: MLSystem, seen: Mapping[Urn, Entity], *, prune: bool = False) -> Plan:
    """Return what leads from what DataHub has to the description; no I/O.

    Args:
        system: The description.
        seen: What DataHub has of it, by URN.
        prune: Whether to remove entries of lists and maps that the description does not have.
    """
    found = {
        key: step_of(key, noun_of(entity).name, entity, _seen(entity, seen), prune=prune)
        for key, entity in system.entities.items()
    }
    ordered = levels(system.entities)
    return Plan(tuple(tuple(found[key] for key in level) for level in ordered), prune)


def _seen(entity: AnyEntity, seen: Mapping[Urn, Entity]) -> AnyEntity | None:
    found = seen.get(entity.urn)
    return found if isinstance(found, type(entity)) else None


def _shown_key(key: str) -> str:
    return key if key.isprintable() and " " not in key else shown(key)


def _json(each: Difference) -> dict[str, object]:
    return {
        "field": each.field,
        "entry": each.entry,
        "mark": each.mark,
        "seen": None if each.seen is None else shown(each.seen),
        "wanted": None if each.wanted is None else shown(each.wanted),
    }
