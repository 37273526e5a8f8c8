"""Any generated entity → the noun that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mldh_graphql.reads.datasets import dataset_of
from mldh_graphql.reads.experiments import experiment_of
from mldh_graphql.reads.model_groups import model_group_of
from mldh_graphql.reads.models import model_of
from mldh_graphql.reads.training_runs import training_run_of

if TYPE_CHECKING:
    from mldh_graphql_api.fragments import (
        ContainerFields,
        DataProcessInstanceFields,
        DatasetFields,
        MLModelFields,
        MLModelGroupFields,
    )

    from mldh_graphql.entities import Entity

__all__ = ["entity_of"]


def entity_of(result: object) -> Entity | None:
    """Return the entity; ``None`` if it does not exist, or is no noun of this library."""
    # By name and not by class: the classes take 20 ms to import, which most programs can save.
    match getattr(result, "typename__", None):
        case "MLModelGroup":
            return model_group_of(cast("MLModelGroupFields", result))
        case "MLModel":
            return model_of(cast("MLModelFields", result))
        case "Container":
            return experiment_of(cast("ContainerFields", result))
        case "DataProcessInstance":
            return training_run_of(cast("DataProcessInstanceFields", result))
        case "Dataset":
            return dataset_of(cast("DatasetFields", result))
        case _:
            return None
