"""An entity with what is around it: what links to it, other versions, and what all are called."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.system.nouns import NOUNS
from mldh_graphql.urns import (
    DataJobUrn,
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity

__all__ = ["Surroundings", "surroundings_of"]

_LINKED = (
    DatasetUrn,
    DataJobUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An entity with what is around it.

    Attributes:
        entity: The entity.
        linked_from: What links to it, under a label.
        versions: The models of the same version set, the latest first; empty if it is alone in it.
        names: The display names of everything that is linked; of what does not exist, there is
            none.
    """

    entity: Entity
    linked_from: Mapping[str, tuple[Urn, ...]] = field(default_factory=dict)
    versions: tuple[Urn, ...] = ()
    names: Mapping[Urn, str] = field(default_factory=dict)


async def surroundings_of(client: DataHubMLClient, urn: Urn) -> Surroundings:
    """Read an entity with what is around it.

    Raises:
        EntityNotFoundError: DataHub does not have it.
        InvalidUrnError: It is no model, group, experiment, run or data set.
    """
    if not isinstance(urn, tuple(noun.urn for noun in NOUNS)):
        nouns = [noun.name for noun in NOUNS]
        raise InvalidUrnError(
            value=str(urn),
            expected=f"the URN of a {', '.join(nouns[:-1])} or {nouns[-1]}",
            reason=f"it is a {urn.entity_type} URN; `mldh query` reads anything",
        )
    entity = (await client.get_many([urn]))[urn]
    around = await _linked_from(client, entity)
    versions = await _versions(client, entity)
    linked = dict.fromkeys([*_links_of(entity), *versions, *sum(around.values(), ())])
    known = await client.get_many([each for each in linked if each != urn], missing_ok=True)
    names = {found: each.name or found.display_name for found, each in known.items()}
    names[urn] = entity.name or urn.display_name
    return Surroundings(entity, around, versions, names)


async def _linked_from(client: DataHubMLClient, entity: Entity) -> dict[str, tuple[Urn, ...]]:
    match entity:
        case MLModelGroup():
            return {"models": await client.models_of_group(entity.urn)}
        case MLExperiment():
            return {"training_runs": await client.runs_of_experiment(entity.urn)}
        case MLTrainingRun():
            return {"trained": await client.models_of_run(entity.urn)}
        case Dataset():
            above = [hop.urn for hop in await client.upstream(entity.urn)]
            below = [hop.urn for hop in await client.downstream(entity.urn)]
            return {"made_from": tuple(above), "used_by": tuple(below)}
        case _:
            return {}


async def _versions(client: DataHubMLClient, entity: Entity) -> tuple[Urn, ...]:
    if not isinstance(entity, MLModel) or entity.version_set is None:
        return ()
    found = await client.versions_of_set(entity.version_set)
    return found if len(found) > 1 else ()


def _links_of(entity: Entity) -> Iterator[Urn]:
    for each in fields(entity):
        if each.name == "urn":
            continue
        value = getattr(entity, each.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, _LINKED):
                yield one
