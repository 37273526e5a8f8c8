"""One entity in a plan: what is to be done with it, and the changes that do it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, cast

from mldh_graphql.changes import (
    AspectPatch,
    Change,
    RunEventWrite,
    create_changes,
    update_changes,
)
from mldh_graphql.changes.draft import Draft
from mldh_graphql.changes.nouns import PROPERTIES
from mldh_graphql.changes.records import UNKNOWN_STAMP, audit_stamp, run_event_record
from mldh_graphql.entities import (
    MLModel,
    MLTrainingRun,
    default_version_set,
    returned_by_datahub,
    run_state,
)
from mldh_graphql.plans.differences import (
    STATE_FIELDS,
    Difference,
    differences,
    shown,
    unfinished_version,
)
from mldh_graphql.plans.guards import guarded, minimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn

__all__ = ["Action", "Step", "step_of"]

_VERSION_FIELDS = frozenset({"version", "version_set", "aliases", "version_comment"})


class Action(Enum):
    """What is to be done with an entity."""

    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"

    @property
    def mark(self) -> str:
        """The sign in a printed plan."""
        return {"create": "+", "change": "~", "unchanged": "=", "conflict": "!"}[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one entity.

    Attributes:
        key: Its local id.
        noun: What it is called.
        entity: How it is described.
        action: What is to be done.
        differences: What is not as described, and is to be written or removed.
        kept: Entries that DataHub has beyond the description, and that stay.
        conflicts: Why it cannot be as described.
        changes: What does it; DataHub refuses them if a single value was changed meanwhile.
        is_hidden: Whether DataHub has it as soft-deleted; it stays so.
    """

    key: str
    noun: str
    entity: AnyEntity
    action: Action
    differences: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    conflicts: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    is_hidden: bool = False

    @property
    def urn(self) -> Urn:
        """The entity's URN."""
        return self.entity.urn


def step_of(
    key: str,
    noun: str,
    wanted: AnyEntity,
    seen: AnyEntity | None,
    *,
    prune: bool,
    guard: bool = True,
) -> Step:
    """Return what leads from what DataHub has to the description.

    Args:
        key: The local id.
        noun: What the entity is called.
        wanted: The description.
        seen: What DataHub has; ``None`` if it does not have the entity.
        prune: Whether to remove entries of lists and maps that the description does not have.
        guard: Whether DataHub is to refuse if a single value is no longer as it was seen.
    """
    todo, beyond = differences(wanted, seen)
    if seen is None:
        new = create_changes(wanted)
        if guard:
            new = tuple(guarded(each) if isinstance(each, AspectPatch) else each for each in new)
        return Step(key, noun, wanted, Action.CREATE, todo, changes=new)
    conflicts = _conflicts(wanted, seen, todo)
    kept = () if prune else beyond
    changes: tuple[Change, ...] = ()
    if conflicts:
        action = Action.CONFLICT
    else:
        todo += beyond if prune else ()
        action = Action.CHANGE if todo else Action.UNCHANGED
        changes = _changes(wanted, seen, todo, prune=prune, guard=guard) if todo else ()
    return Step(key, noun, wanted, action, todo, kept, conflicts, changes, seen.removed)


def _conflicts(wanted: AnyEntity, seen: AnyEntity, todo: tuple[Difference, ...]) -> tuple[str, ...]:
    found = []
    for each in todo:
        if each.field == "version" and isinstance(wanted, MLModel) and each.seen is not None:
            found.append(
                f"it has version {shown(each.seen)}, not {shown(each.wanted)}; "
                "give each version a model of its own, or change this one with set_version"
            )
        if each.field == "version_set" and each.seen is not None:
            found.append(
                f"it is in the version set {shown(each.seen)}, not {shown(each.wanted)}; "
                "leave version_set out, or move the model with set_version"
            )
    if isinstance(wanted, MLTrainingRun) and any(each.field in STATE_FIELDS for each in todo):
        found += _state_conflicts(wanted, cast("MLTrainingRun", seen))
    return tuple(found)


def _state_conflicts(wanted: MLTrainingRun, seen: MLTrainingRun) -> list[str]:
    """Return why new events would not lead to the state that is described."""
    known = {run_event_record(seen.urn, each)["messageId"]: each for each in seen.events}
    known |= {run_event_record(wanted.urn, each)["messageId"]: each for each in wanted.events}
    state = run_state(known.values())
    for name in sorted(STATE_FIELDS):
        value = getattr(wanted, name)
        if value is not None and getattr(state, name) != value:
            last = max(each.timestamp for each in known.values())
            return [
                f"its {name} cannot become {shown(value)}: DataHub has an event of "
                f"{shown(last)}, and events stay; describe the run as it ended last"
            ]
    return []


def _changes(
    wanted: AnyEntity,
    seen: AnyEntity,
    todo: tuple[Difference, ...],
    *,
    prune: bool,
    guard: bool,
) -> tuple[Change, ...]:
    names = {each.field for each in todo}
    versioned = bool(names & _VERSION_FIELDS) and isinstance(wanted, MLModel)
    if versioned:
        # The version goes along: without it, nothing of its aspect can be written.
        names |= {"version", "version_set"}
    before = _subset(seen, names)
    after = _subset(wanted, names)
    if versioned:
        before, after = _with_version(before, after, wanted, seen)
    with returned_by_datahub():
        old = _patches(update_changes(before))
        new = _patches(update_changes(after))
    if isinstance(seen, MLTrainingRun) and seen.created is None and "created" in names:
        old += (_unknown_creation(seen.urn),)
    # DataHub shows the name in the URN where none is stored.
    own = {None, seen.urn.name, seen.urn.display_name}
    unguarded = frozenset({"/name"}) if seen.name in own else frozenset()
    patches = minimal(new, old, prune=prune, unguarded=unguarded, guard=guard)
    return *patches, *_events(wanted, seen, names)


def _unknown_creation(urn: Urn) -> AspectPatch:
    """Return what wrote the stamp of a run that reads as none; DataHub demands one."""
    draft = Draft(urn, PROPERTIES[urn.entity_type])
    draft.set("created", audit_stamp(UNKNOWN_STAMP))
    return draft.patch()


def _with_version(
    before: AnyEntity, after: AnyEntity, wanted: AnyEntity, seen: AnyEntity
) -> tuple[AnyEntity, AnyEntity]:
    model, stored = cast("MLModel", wanted), cast("MLModel", seen)
    if unfinished_version(model, stored) or stored.version is None:
        # The set is said even where it follows from the URN: a set that is not said is left alone.
        own = model.version_set or default_version_set(model.urn)
        return _copy(before, version=None, version_set=None), _copy(after, version_set=own)
    version_set = model.version_set or stored.version_set
    return before, _copy(after, version_set=version_set)


def _events(wanted: AnyEntity, seen: AnyEntity, names: Iterable[str]) -> tuple[Change, ...]:
    if not isinstance(wanted, MLTrainingRun) or STATE_FIELDS.isdisjoint(names):
        return ()
    known = cast("MLTrainingRun", seen).events
    return tuple(RunEventWrite(wanted.urn, each) for each in wanted.events if each not in known)


def _patches(changes: Iterable[Change]) -> tuple[AspectPatch, ...]:
    return tuple(each for each in changes if isinstance(each, AspectPatch))


def _subset(entity: AnyEntity, names: Iterable[str]) -> AnyEntity:
    """Return an entity that says only these fields."""
    wanted = set(names) - STATE_FIELDS
    values = {
        each.name: getattr(entity, each.name) if each.name in wanted else None
        for each in fields(entity)
        if each.compare and each.name != "urn"
    }
    return _copy_of(type(entity), entity.urn, values)


def _copy(entity: AnyEntity, **values: object) -> AnyEntity:
    known = {
        each.name: getattr(entity, each.name)
        for each in fields(entity)
        if each.compare and each.name != "urn"
    }
    return _copy_of(type(entity), entity.urn, {**known, **values})


def _copy_of(kind: type[AnyEntity], urn: Urn, values: Mapping[str, object]) -> AnyEntity:
    make = cast("Callable[..., AnyEntity]", kind)
    with returned_by_datahub():
        return make(urn=urn, **values)
