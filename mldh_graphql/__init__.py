"""Typed, async, GraphQL-first client for DataHub's machine-learning metadata.

`DataHubMLClient` talks to a DataHub, `LocalDataHub` is one of your own, and the rest are the nouns
that they share. Names are imported when they are first used, so that importing the package costs
little.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mldh_graphql.bulk import BulkItem, BulkProgress, BulkReport, BulkWriter, Outcome
    from mldh_graphql.client import DataHubMLClient, ServerInfo
    from mldh_graphql.config import ClientConfig, ConnectionLimits, Retries, Timeouts
    from mldh_graphql.diagnosis import Diagnosis, Examination, ServerKind
    from mldh_graphql.entities import (
        AuditStamp,
        Dataset,
        Entity,
        GovernedEntity,
        HyperParam,
        Link,
        Metric,
        MLExperiment,
        MLModel,
        MLModelGroup,
        MLTrainingRun,
        Owner,
        OwnershipType,
        RunEvent,
        RunResultType,
        RunStatus,
    )
    from mldh_graphql.errors import (
        AuthenticationError,
        BadRequestError,
        BulkWriteError,
        ConfigurationError,
        ConflictError,
        ConnectionFailedError,
        DataHubMLError,
        EntityNotFoundError,
        ErrorDetail,
        GraphQLError,
        HTTPStatusError,
        InvalidResponseError,
        InvalidUrnError,
        InvalidValueError,
        PermissionDeniedError,
        RateLimitedError,
        RequestError,
        RequestTimeoutError,
        ServerError,
        SourceError,
        SystemFileError,
        UnsupportedServerError,
        VerificationError,
        WriteRejectedError,
        WriteReport,
    )
    from mldh_graphql.lineage import (
        LineageEdge,
        LineageGraph,
        LineageHop,
        LineageNode,
        NodeField,
    )
    from mldh_graphql.lint import Finding, LintReport, Severity, lint_description
    from mldh_graphql.local import LocalDataHub
    from mldh_graphql.mlflow import SyncIssue, SyncReport, sync_mlflow
    from mldh_graphql.pictures import Picture
    from mldh_graphql.plans import ApplyReport, Plan
    from mldh_graphql.recording import RunRecorder
    from mldh_graphql.system import MLSystem
    from mldh_graphql.urns import (
        CorpGroupUrn,
        CorpUserUrn,
        DataFlowUrn,
        DataJobUrn,
        DatasetUrn,
        DomainUrn,
        ExperimentUrn,
        GlossaryTermUrn,
        MLFeatureTableUrn,
        MLFeatureUrn,
        MLModelDeploymentUrn,
        MLModelGroupUrn,
        MLModelUrn,
        OwnershipTypeUrn,
        PlatformInstanceUrn,
        PlatformUrn,
        StructuredPropertyUrn,
        TagUrn,
        TrainingRunUrn,
        Urn,
        VersionSetUrn,
        parse_urn,
    )
    from mldh_graphql.verification import (
        Deviation,
        DeviationKind,
        EntityVerdict,
        VerificationReport,
    )

__version__ = "0.1.0"

_MODULES = {
    "mldh_graphql.client": ("DataHubMLClient", "ServerInfo"),
    "mldh_graphql.config": ("ClientConfig", "ConnectionLimits", "Retries", "Timeouts"),
    "mldh_graphql.diagnosis": ("Diagnosis", "Examination", "ServerKind"),
    "mldh_graphql.entities": (
        "AuditStamp",
        "Dataset",
        "Entity",
        "GovernedEntity",
        "HyperParam",
        "Link",
        "MLExperiment",
        "MLModel",
        "MLModelGroup",
        "MLTrainingRun",
        "Metric",
        "Owner",
        "OwnershipType",
        "RunEvent",
        "RunResultType",
        "RunStatus",
    ),
    "mldh_graphql.errors": (
        "AuthenticationError",
        "BadRequestError",
        "BulkWriteError",
        "ConfigurationError",
        "ConflictError",
        "ConnectionFailedError",
        "DataHubMLError",
        "EntityNotFoundError",
        "ErrorDetail",
        "GraphQLError",
        "HTTPStatusError",
        "InvalidResponseError",
        "InvalidUrnError",
        "InvalidValueError",
        "PermissionDeniedError",
        "RateLimitedError",
        "RequestError",
        "RequestTimeoutError",
        "ServerError",
        "SourceError",
        "SystemFileError",
        "UnsupportedServerError",
        "VerificationError",
        "WriteRejectedError",
        "WriteReport",
    ),
    "mldh_graphql.bulk": (
        "BulkItem",
        "BulkProgress",
        "BulkReport",
        "BulkWriter",
        "Outcome",
    ),
    "mldh_graphql.lineage": (
        "LineageEdge",
        "LineageGraph",
        "LineageHop",
        "LineageNode",
        "NodeField",
    ),
    "mldh_graphql.lint": ("Finding", "LintReport", "Severity", "lint_description"),
    "mldh_graphql.local": ("LocalDataHub",),
    "mldh_graphql.mlflow": ("SyncIssue", "SyncReport", "sync_mlflow"),
    "mldh_graphql.pictures": ("Picture",),
    "mldh_graphql.plans": ("ApplyReport", "Plan"),
    "mldh_graphql.recording": ("RunRecorder",),
    "mldh_graphql.system": ("MLSystem",),
    "mldh_graphql.urns": (
        "CorpGroupUrn",
        "CorpUserUrn",
        "DataFlowUrn",
        "DataJobUrn",
        "DatasetUrn",
        "DomainUrn",
        "ExperimentUrn",
        "GlossaryTermUrn",
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
    ),
    "mldh_graphql.verification": (
        "Deviation",
        "DeviationKind",
        "EntityVerdict",
        "VerificationReport",
    ),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


if not TYPE_CHECKING:
    # Type checkers would take every name for granted.

    def __getattr__(name: str) -> object:
        """Import a public name on first use."""
        module = _MODULE_OF.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(module), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF})


__all__ = [
    "ApplyReport",
    "AuditStamp",
    "AuthenticationError",
    "BadRequestError",
    "BulkItem",
    "BulkProgress",
    "BulkReport",
    "BulkWriteError",
    "BulkWriter",
    "ClientConfig",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "ConnectionLimits",
    "CorpGroupUrn",
    "CorpUserUrn",
    "DataFlowUrn",
    "DataHubMLClient",
    "DataHubMLError",
    "DataJobUrn",
    "Dataset",
    "DatasetUrn",
    "Deviation",
    "DeviationKind",
    "Diagnosis",
    "DomainUrn",
    "Entity",
    "EntityNotFoundError",
    "EntityVerdict",
    "ErrorDetail",
    "Examination",
    "ExperimentUrn",
    "Finding",
    "GlossaryTermUrn",
    "GovernedEntity",
    "GraphQLError",
    "HTTPStatusError",
    "HyperParam",
    "InvalidResponseError",
    "InvalidUrnError",
    "InvalidValueError",
    "LineageEdge",
    "LineageGraph",
    "LineageHop",
    "LineageNode",
    "Link",
    "LintReport",
    "LocalDataHub",
    "MLExperiment",
    "MLFeatureTableUrn",
    "MLFeatureUrn",
    "MLModel",
    "MLModelDeploymentUrn",
    "MLModelGroup",
    "MLModelGroupUrn",
    "MLModelUrn",
    "MLSystem",
    "MLTrainingRun",
    "Metric",
    "NodeField",
    "Outcome",
    "Owner",
    "OwnershipType",
    "OwnershipTypeUrn",
    "PermissionDeniedError",
    "Picture",
    "Plan",
    "PlatformInstanceUrn",
    "PlatformUrn",
    "RateLimitedError",
    "RequestError",
    "RequestTimeoutError",
    "Retries",
    "RunEvent",
    "RunRecorder",
    "RunResultType",
    "RunStatus",
    "ServerError",
    "ServerInfo",
    "ServerKind",
    "Severity",
    "SourceError",
    "StructuredPropertyUrn",
    "SyncIssue",
    "SyncReport",
    "SystemFileError",
    "TagUrn",
    "Timeouts",
    "TrainingRunUrn",
    "UnsupportedServerError",
    "Urn",
    "VerificationError",
    "VerificationReport",
    "VersionSetUrn",
    "WriteRejectedError",
    "WriteReport",
    "lint_description",
    "parse_urn",
    "sync_mlflow",
]
