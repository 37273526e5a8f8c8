"""The order in which entities are written: what is linked to comes before what links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn

__all__ = ["levels"]

_MOST: Final = 8
"""Longer chains end in one level: DataHub takes links to what does not exist yet."""

_RANKS: Final = {Dataset: 0, MLExperiment: 1, MLTrainingRun: 2, MLModelGroup: 3, MLModel: 4}


def levels(entities: Mapping[str, AnyEntity]) -> tuple[tuple[str, ...], ...]:
    """Return the local ids in levels, each of which links only to earlier ones where possible.

    Where links go in a circle, runs come before groups and models. The order within a level is
    that of the entities.
    """
    keys: dict[str, str] = {entity.urn: key for key, entity in entities.items()}
    waiting: dict[str, set[str]] = {}
    needed_by: dict[str, list[str]] = {}
    for key, entity in entities.items():
        needs = {keys[urn] for urn in _linked(entity) if urn in keys} - {key}
        waiting[key] = needs
        for each in needs:
            needed_by.setdefault(each, []).append(key)
    found: list[tuple[str, ...]] = []
    free = [key for key in entities if not waiting[key]]
    places = {key: index for index, key in enumerate(entities)}
    while waiting:
        if not free or len(found) == _MOST - 1:
            rank = min(_RANKS[type(entities[key])] for key in waiting)
            last = len(found) == _MOST - 1
            free = [key for key in waiting if last or _RANKS[type(entities[key])] == rank]
        found.append(tuple(free))
        for key in free:
            del waiting[key]
        following: dict[str, None] = {}
        for key in free:
            for each in needed_by.get(key, ()):
                if each in waiting:
                    waiting[each].discard(key)
                    if not waiting[each]:
                        following[each] = None
        free = sorted(following, key=lambda key: places[key])
    return tuple(found)


def _linked(entity: AnyEntity) -> Iterator[Urn]:
    match entity:
        case MLModel():
            yield from entity.groups or ()
            yield from entity.training_runs or ()
        case MLModelGroup():
            yield from entity.training_runs or ()
        case MLTrainingRun():
            if entity.experiment is not None:
                yield entity.experiment
            yield from entity.inputs or ()
            yield from entity.outputs or ()
        case _:
            return
