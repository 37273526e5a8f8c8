"""MLflow's experiments as DataHub's experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import update_changes
from mldh_graphql.changes.draft import Draft
from mldh_graphql.entities import MLExperiment
from mldh_graphql.mlflow.described import Described, Doubts
from mldh_graphql.mlflow.identity import MLFLOW_PLATFORM
from mldh_graphql.mlflow.report import SyncKind

if TYPE_CHECKING:
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.pages import MLflowPages
    from mldh_graphql.mlflow.records import ExperimentRecord

__all__ = ["NOTE", "experiment_description"]

NOTE: Final = "mlflow.note.content"
"""The tag in which MLflow keeps descriptions."""


def experiment_description(
    experiment: ExperimentRecord, urns: MLflowUrns, pages: MLflowPages
) -> Described:
    """Return what DataHub is to have about an experiment.

    What DataHub's own source calls ``platform``, ``id`` and ``artifacts_location`` keeps these
    names; a tag that has one of them too is kept as ``mlflow.tag.<its name>``.
    """
    doubts = Doubts(SyncKind.EXPERIMENT, experiment.name)
    own = {"platform": MLFLOW_PLATFORM, "id": experiment.name}
    if experiment.artifact_location:
        own["artifacts_location"] = experiment.artifact_location
    tags = {key: value for key, value in experiment.tags.items() if key != NOTE}
    properties = {
        **{f"mlflow.tag.{key}" if key in own else key: value for key, value in tags.items()},
        **own,
        "mlflow.experiment_id": experiment.id,
    }
    entity = MLExperiment(
        urn=urns.experiment(experiment.name),
        name=doubts.named(experiment.name, experiment.id),
        description=experiment.tags.get(NOTE) or None,
        custom_properties=doubts.kept("tag", properties),
        external_url=pages.experiment(experiment.id),
        created=experiment.created,
        last_modified=experiment.updated,
    )
    browse = Draft(entity.urn, "browsePathsV2")
    browse.set("path", [])
    changes = (*update_changes(entity), *browse.patches())
    return Described(entity.urn, SyncKind.EXPERIMENT, experiment.id, changes, doubts.issues)
