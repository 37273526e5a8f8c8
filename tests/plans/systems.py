"""Random systems whose entities link to each other."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from mldh_graphql.entities import MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.system import MLSystem
from tests.verification import systems as unlinked

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.urns import Urn


def changed(entity: AnyEntity, **values: Any) -> AnyEntity:
    """A copy of an entity with other values."""
    kept = {each.name: getattr(entity, each.name) for each in fields(entity)}
    return type(entity)(**{**kept, **values})


@st.composite
def systems(draw: DrawFn) -> MLSystem:
    """Some entities, with links to each other and to what is not in the system."""
    drawn = draw(unlinked.systems())
    return MLSystem.of(*(_linked(draw, entity, drawn) for entity in drawn))


def _linked(draw: DrawFn, entity: AnyEntity, others: list[AnyEntity]) -> AnyEntity:
    def some(*types: str) -> list[Urn]:
        fitting = [each.urn for each in others if each.urn.entity_type in types]
        return draw(st.lists(st.sampled_from(fitting), unique=True)) if fitting else []

    match entity:
        case MLModel():
            groups = {*(entity.groups or ()), *some("mlModelGroup")}
            runs = {*(entity.training_runs or ()), *some("dataProcessInstance")}
            return changed(entity, groups=sorted(groups), training_runs=sorted(runs))
        case MLModelGroup():
            runs = {*(entity.training_runs or ()), *some("dataProcessInstance")}
            return changed(entity, training_runs=sorted(runs))
        case MLTrainingRun():
            experiments = some("container")
            inputs = {*(entity.inputs or ()), *some("dataset", "mlModel")}
            return changed(
                entity,
                experiment=experiments[0] if experiments else entity.experiment,
                inputs=sorted(inputs),
            )
        case _:
            return entity
