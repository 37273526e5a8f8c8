"""MLflow as a source: what its stores know, in DataHub, kept up to date."""

from mldh_graphql.mlflow.identity import Identity
from mldh_graphql.mlflow.options import DeletedObjects, MetricHistory
from mldh_graphql.mlflow.report import SyncCounts, SyncIssue, SyncKind, SyncReport
from mldh_graphql.mlflow.selection import Shard
from mldh_graphql.mlflow.sync import sync_mlflow

__all__ = [
    "DeletedObjects",
    "Identity",
    "MetricHistory",
    "Shard",
    "SyncCounts",
    "SyncIssue",
    "SyncKind",
    "SyncReport",
    "sync_mlflow",
]
