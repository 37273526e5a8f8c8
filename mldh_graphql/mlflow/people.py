"""Who started runs, as DataHub's MLflow source has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes.draft import Draft
from mldh_graphql.mlflow.described import Described
from mldh_graphql.mlflow.report import SyncKind

if TYPE_CHECKING:
    from mldh_graphql.mlflow.identity import MLflowUrns

__all__ = ["user_description"]


def user_description(user_id: str, urns: MLflowUrns) -> Described:
    """Return what DataHub is to have about who started runs."""
    draft = Draft(urns.user(user_id), "platformResourceInfo")
    draft.set("resourceType", "user")
    draft.set("primaryKey", user_id or "mlflow")
    return Described(urns.user(user_id), SyncKind.USER, user_id, draft.patches())
