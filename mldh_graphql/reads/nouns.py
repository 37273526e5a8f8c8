"""Any generated entity → the noun that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql_api.fragments import (
    ContainerFields,
    DataProcessInstanceFields,
    DatasetFields,
    MLModelFields,
    MLModelGroupFields,
)

from mldh_graphql.reads.datasets import dataset_of
from mldh_graphql.reads.experiments import experiment_of
from mldh_graphql.reads.model_groups import model_group_of
from mldh_graphql.reads.models import model_of
from mldh_graphql.reads.training_runs import training_run_of

if TYPE_CHECKING:
    from mldh_graphql.entities import Entity

__all__ = ["entity_of"]


def entity_of(result: object) -> Entity | None:
    """Return the entity; ``None`` if it does not exist, or is no noun of this library."""
    match result:
        case MLModelGroupFields():
            return model_group_of(result)
        case MLModelFields():
            return model_of(result)
        case ContainerFields():
            return experiment_of(result)
        case DataProcessInstanceFields():
            return training_run_of(result)
        case DatasetFields():
            return dataset_of(result)
        case _:
            return None
