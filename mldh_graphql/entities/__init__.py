"""The nouns of machine learning in DataHub: what you describe is what you read back.

Every entity is frozen, checks and normalises its values when it is made, and equals what DataHub
returns after it was written. ``None`` means "not said".
"""

from mldh_graphql.entities.audit_stamp import UNKNOWN_ACTOR, AuditStamp, StampLike
from mldh_graphql.entities.dataset import Dataset
from mldh_graphql.entities.entity import Entity, GovernedEntity, UrnsLike
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.link import Link, LinksLike
from mldh_graphql.entities.metric import (
    HyperParam,
    HyperParamsLike,
    Metric,
    MetricsLike,
    ValueLike,
)
from mldh_graphql.entities.ml_experiment import EXPERIMENT_SUB_TYPE, MLExperiment
from mldh_graphql.entities.ml_model import MLModel
from mldh_graphql.entities.ml_model_group import MLModelGroup
from mldh_graphql.entities.ml_training_run import TRAINING_RUN_SUB_TYPE, MLTrainingRun
from mldh_graphql.entities.owner import Owner, OwnershipType, OwnersLike
from mldh_graphql.entities.run_event import (
    DurationLike,
    RunEvent,
    RunResultType,
    RunState,
    RunStatus,
    run_state,
)
from mldh_graphql.entities.strictness import returned_by_datahub
from mldh_graphql.entities.structured_properties import (
    StructuredProperties,
    StructuredPropertiesLike,
)
from mldh_graphql.entities.times import TimeLike
from mldh_graphql.entities.versions import default_version_set, sort_id

__all__ = [
    "EXPERIMENT_SUB_TYPE",
    "TRAINING_RUN_SUB_TYPE",
    "UNKNOWN_ACTOR",
    "AuditStamp",
    "Dataset",
    "DurationLike",
    "Entity",
    "FrozenMapping",
    "GovernedEntity",
    "HyperParam",
    "HyperParamsLike",
    "Link",
    "LinksLike",
    "MLExperiment",
    "MLModel",
    "MLModelGroup",
    "MLTrainingRun",
    "Metric",
    "MetricsLike",
    "Owner",
    "OwnersLike",
    "OwnershipType",
    "RunEvent",
    "RunResultType",
    "RunState",
    "RunStatus",
    "StampLike",
    "StructuredProperties",
    "StructuredPropertiesLike",
    "TimeLike",
    "UrnsLike",
    "ValueLike",
    "default_version_set",
    "returned_by_datahub",
    "run_state",
    "sort_id",
]
