"""The kinds of entities that the page lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

if TYPE_CHECKING:
    from mldh_graphql.urns import Urn


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity, and how DataHub's search knows it.

    Attributes:
        slug: How addresses name it.
        noun: What one of them is called.
        plural: What many of them are called.
        entity_type: DataHub's name of the type.
        symbol: GraphQL's symbol for the type.
        sub_type: The sub-type that tells it from others of the type.
    """

    slug: str
    noun: str
    plural: str
    entity_type: str
    symbol: str
    sub_type: str | None = None


MODEL_GROUP: Final = Kind(
    "model-groups", "Model group", "Model groups", MLModelGroupUrn.kind, "MLMODEL_GROUP"
)
MODEL: Final = Kind("models", "Model", "Models", MLModelUrn.kind, "MLMODEL")
EXPERIMENT: Final = Kind(
    "experiments", "Experiment", "Experiments", ExperimentUrn.kind, "CONTAINER", "ML Experiment"
)
TRAINING_RUN: Final = Kind(
    "training-runs",
    "Training run",
    "Training runs",
    TrainingRunUrn.kind,
    "DATA_PROCESS_INSTANCE",
)
DATASET: Final = Kind("datasets", "Dataset", "Datasets", DatasetUrn.kind, "DATASET")

KINDS: Final = (MODEL_GROUP, MODEL, EXPERIMENT, TRAINING_RUN, DATASET)
"""In the order in which the page shows them."""

BY_SLUG: Final = {kind.slug: kind for kind in KINDS}
_BY_TYPE: Final = {kind.entity_type: kind for kind in KINDS}


def kind_of(urn: Urn) -> Kind | None:
    """Return the kind of an entity; ``None`` for what the page does not list."""
    return _BY_TYPE.get(urn.entity_type)
