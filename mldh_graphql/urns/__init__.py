"""Typed URNs: build, parse, validate, compare.

Every class is a ``str``, checked when it is made. ``X.build(...)`` makes one from its parts with
DataHub's encoding, ``X(text)`` or ``X.parse(text)`` checks a text, ``X.returned(text)`` takes what
DataHub itself sent, and `parse_urn` finds the right class. What is refused, and where that is
stricter than DataHub, is listed in `mldh_graphql.urns.rules`.
"""

from mldh_graphql.urns.governance import (
    CorpGroupUrn,
    CorpUserUrn,
    DomainUrn,
    GlossaryTermUrn,
    OwnershipTypeUrn,
    StructuredPropertyUrn,
    TagUrn,
)
from mldh_graphql.urns.key_fields import FABRIC_TYPES
from mldh_graphql.urns.platforms import (
    DatasetUrn,
    MLFeatureTableUrn,
    MLModelDeploymentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    PlatformInstanceUrn,
    PlatformUrn,
)
from mldh_graphql.urns.processes import (
    DataFlowUrn,
    DataJobUrn,
    ExperimentUrn,
    MLFeatureUrn,
    TrainingRunUrn,
    VersionSetUrn,
)
from mldh_graphql.urns.urn import IdUrn, Urn, parse_urn

__all__ = [
    "FABRIC_TYPES",
    "CorpGroupUrn",
    "CorpUserUrn",
    "DataFlowUrn",
    "DataJobUrn",
    "DatasetUrn",
    "DomainUrn",
    "ExperimentUrn",
    "GlossaryTermUrn",
    "IdUrn",
    "MLFeatureTableUrn",
    "MLFeatureUrn",
    "MLModelDeploymentUrn",
    "MLModelGroupUrn",
    "MLModelUrn",
    "OwnershipTypeUrn",
    "PlatformInstanceUrn",
    "PlatformUrn",
    "StructuredPropertyUrn",
    "TagUrn",
    "TrainingRunUrn",
    "Urn",
    "VersionSetUrn",
    "parse_urn",
]
