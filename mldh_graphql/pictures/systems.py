"""A described system as a picture: its concepts, or all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar

from mldh_graphql.entities import MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.lineage import LineageEdge
from mldh_graphql.pictures.nodes import node_of
from mldh_graphql.pictures.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn

__all__ = ["PictureKind", "picture_of"]

PictureKind = Literal["concept", "overview"]

_EntityT = TypeVar("_EntityT")

_CONSUMES: Final = "DataProcessInstanceConsumes"
_PRODUCES: Final = "DataProcessInstanceProduces"


def picture_of(entities: Iterable[AnyEntity], kind: PictureKind) -> Picture:
    """Draw entities of a system; see `MLSystem.picture`."""
    kinds: dict[str, Callable[[list[AnyEntity]], Picture]] = {
        "concept": _concept,
        "overview": _overview,
    }
    if kind not in kinds:
        raise InvalidValueError(
            argument="kind", reason=f"{kind!r} is neither {' nor '.join(map(repr, kinds))}"
        )
    return kinds[kind](list(entities))


def _concept(entities: list[AnyEntity]) -> Picture:
    frames = _experiments(entities)
    edges: dict[LineageEdge, None] = {}
    for entity in entities:
        if isinstance(entity, MLModelGroup):
            frames.setdefault(entity.urn, {})
    housed: set[Urn] = set()
    for model in _all(entities, MLModel):
        for urn in model.groups or ():
            if model.urn in housed:
                # A box lies in one other; to more groups a line leads.
                edges[LineageEdge(model.urn, urn, "MemberOf")] = None
            else:
                frames.setdefault(urn, {})[model.urn] = None
                housed.add(model.urn)
        for run in model.training_runs or ():
            edges[LineageEdge(run, model.urn, "TrainedBy")] = None
    shown = {edge.upstream for edge in edges}
    for group in _all(entities, MLModelGroup):
        for run in group.training_runs or ():
            if run not in shown:
                edges[LineageEdge(run, group.urn, "TrainedBy")] = None
    concepts = [
        each
        for each in entities
        if isinstance(each, MLExperiment | MLTrainingRun | MLModel | MLModelGroup)
    ]
    return _picture("Experiments, training runs and models", concepts, frames, edges)


def _overview(entities: list[AnyEntity]) -> Picture:
    edges: dict[LineageEdge, None] = {}
    for entity in entities:
        edges |= dict.fromkeys(_links(entity))
    return _picture("Overview of the ML system", entities, _experiments(entities), edges)


def _links(entity: AnyEntity) -> Iterator[LineageEdge]:
    """Return the links that an entity keeps, in the direction in which data flows."""
    if isinstance(entity, MLTrainingRun):
        for urn in entity.inputs or ():
            yield LineageEdge(urn, entity.urn, _CONSUMES)
        for urn in entity.outputs or ():
            yield LineageEdge(entity.urn, urn, _PRODUCES)
    if isinstance(entity, MLModel | MLModelGroup):
        for urn in entity.training_runs or ():
            yield LineageEdge(urn, entity.urn, "TrainedBy")
    if isinstance(entity, MLModel):
        for urn in entity.groups or ():
            yield LineageEdge(entity.urn, urn, "MemberOf")


def _experiments(entities: list[AnyEntity]) -> dict[Urn, dict[Urn, None]]:
    frames: dict[Urn, dict[Urn, None]] = {each.urn: {} for each in _all(entities, MLExperiment)}
    for run in _all(entities, MLTrainingRun):
        if run.experiment is not None:
            frames.setdefault(run.experiment, {})[run.urn] = None
    return frames


def _picture(
    title: str,
    entities: Iterable[AnyEntity],
    frames: Mapping[Urn, Iterable[Urn]],
    edges: Iterable[LineageEdge],
) -> Picture:
    """Make a picture of entities and of what they link to, which nothing may be known of."""
    known: dict[Urn, AnyEntity] = {entity.urn: entity for entity in entities}
    edges = tuple(edges)
    linked = [urn for edge in edges for urn in (edge.upstream, edge.downstream)]
    urns = dict.fromkeys([*known, *frames, *linked])
    return Picture(
        title,
        {urn: node_of(urn, known.get(urn)) for urn in urns},
        edges,
        {urn: tuple(members) for urn, members in frames.items()},
    )


def _all(entities: Iterable[AnyEntity], kind: type[_EntityT]) -> list[_EntityT]:
    return [each for each in entities if isinstance(each, kind)]
