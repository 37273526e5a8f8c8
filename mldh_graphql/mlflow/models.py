"""Registered models as DataHub's model groups, and their versions as models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.changes import create_changes
from mldh_graphql.changes.draft import Draft
from mldh_graphql.entities import MLModel, MLModelGroup
from mldh_graphql.entities.texts import LONGEST_NAME
from mldh_graphql.mlflow.described import Described, Doubts
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.stages import stage_changes
from mldh_graphql.mlflow.values import hyper_params, training_metrics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.changes import AspectPatch
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.pages import MLflowPages
    from mldh_graphql.mlflow.records import (
        LoggedModelRecord,
        MetricPoint,
        RegisteredModelRecord,
        VersionRecord,
    )
    from mldh_graphql.urns import MLModelUrn, TrainingRunUrn

__all__ = [
    "RunValues",
    "logged_model_description",
    "registered_model_description",
    "version_description",
]


@dataclass(frozen=True, slots=True)
class RunValues:
    """What a model has from the run that made it.

    Attributes:
        params: The run's parameters.
        metrics: The last values of its metrics.
        linked: Whether the run itself is to be in DataHub.
    """

    params: dict[str, str]
    metrics: tuple[MetricPoint, ...]
    linked: bool


def registered_model_description(
    model: RegisteredModelRecord, latest: str | None, urns: MLflowUrns, pages: MLflowPages
) -> Described:
    """Return what DataHub is to have about a registered model.

    Args:
        model: The registered model.
        latest: Its newest version.
        urns: The rule for URNs.
        pages: Where MLflow's pages are.
    """
    doubts = Doubts(SyncKind.REGISTERED_MODEL, model.name)
    urn = urns.group(model.name)
    doubts.note_encoded(urn, model.name)
    aliases = {f"mlflow.alias.{alias}": version for alias, version in model.aliases.items()}
    group = MLModelGroup(
        urn=urn,
        description=model.description or None,
        custom_properties=doubts.kept("tag", {**model.tags, **aliases}),
        external_url=pages.registered_model(model.name),
        created=model.created,
        last_modified=model.updated,
        version=latest,
    )
    return Described(
        urn, SyncKind.REGISTERED_MODEL, model.name, create_changes(group), doubts.issues
    )


def version_description(
    version: VersionRecord,
    aliases: Iterable[str],
    values: RunValues | None,
    urns: MLflowUrns,
    pages: MLflowPages,
) -> Described:
    """Return what DataHub is to have about a version of a registered model.

    Args:
        version: The version.
        aliases: The aliases that mean it.
        values: What it has from its run; ``None`` if MLflow does not have the run.
        urns: The rule for URNs.
        pages: Where MLflow's pages are.
    """
    name = f"{version.name}/{version.version}"
    doubts = Doubts(SyncKind.MODEL_VERSION, name)
    urn = urns.model(version.name, version.version)
    doubts.note_encoded(urn, version.name)
    tags = doubts.kept("tag", version.tags)
    runs: list[TrainingRunUrn] = []
    if values is not None and values.linked:
        runs.append(urns.run(version.run_id))
    elif version.run_id:
        why = "is not in MLflow" if values is None else "was deleted in MLflow"
        doubts.note(
            f"its run {version.run_id} {why}, or not among what was chosen",
            "it was written without a link to the run",
        )
    said = {
        "mlflow.source": version.source,
        "mlflow.run_id": version.run_id,
        "mlflow.run_link": version.run_link,
        "mlflow.model_id": version.model_id,
        "mlflow.status": version.status,
    }
    entity = MLModel(
        urn=urn,
        description=version.description or None,
        custom_properties=doubts.kept("tag", {**tags, **{k: v for k, v in said.items() if v}}),
        external_url=pages.version(version.name, version.version),
        created=version.created,
        last_modified=version.updated,
        hyper_params=hyper_params(values.params, doubts) if values else None,
        training_metrics=training_metrics(values.metrics, doubts) if values else None,
        plain_tags=_plain_tags(tags),
        groups=[urns.group(version.name)],
        training_runs=runs,
    )
    changes = (
        *create_changes(entity),
        *_version_changes(urn, version, aliases, urns),
        *stage_changes(urn, version.stage, urns),
    )
    return Described(urn, SyncKind.MODEL_VERSION, name, changes, doubts.issues)


def logged_model_description(
    model: LoggedModelRecord, urns: MLflowUrns, pages: MLflowPages
) -> Described:
    """Return what DataHub is to have about a model that a run logged.

    Args:
        model: The model.
        urns: The rule for URNs.
        pages: Where MLflow's pages are.
    """
    doubts = Doubts(SyncKind.LOGGED_MODEL, model.id)
    urn = urns.logged_model(model.id)
    said = {
        "mlflow.model_id": model.id,
        "mlflow.source": model.artifact_location,
        "mlflow.run_id": model.run_id,
        "mlflow.status": model.status,
    }
    entity = MLModel(
        urn=urn,
        name=doubts.named(model.name, model.id),
        custom_properties=doubts.kept(
            "tag", {**model.tags, **{key: value for key, value in said.items() if value}}
        ),
        external_url=pages.logged_model(model.experiment_id, model.id),
        created=model.created,
        last_modified=model.updated,
        type=model.model_type or None,
        hyper_params=hyper_params(model.params, doubts),
        training_metrics=training_metrics(model.metrics, doubts),
        training_runs=[urns.run(model.run_id)] if model.run_id else [],
    )
    return Described(urn, SyncKind.LOGGED_MODEL, model.id, create_changes(entity), doubts.issues)


def _plain_tags(tags: Mapping[str, str]) -> list[str]:
    """Return tags as DataHub's own source has them; longer ones are only custom properties."""
    texts = dict.fromkeys(f"{key}:{value}" for key, value in tags.items())
    return [text for text in texts if len(text) <= LONGEST_NAME]


def _version_changes(
    urn: MLModelUrn, version: VersionRecord, aliases: Iterable[str], urns: MLflowUrns
) -> tuple[AspectPatch, ...]:
    """Put a version into the set that DataHub's own source puts it into, and into its order there.

    `sort_id` would not do: it sorts otherwise than what that source has written already.
    """
    draft = Draft(urn, "versionProperties")
    draft.set("versionSet", str(urns.version_set(version.name)))
    draft.set("versioningScheme", "LEXICOGRAPHIC_STRING")
    draft.set("version", {"versionTag": version.version})
    draft.set("sortId", version.version.zfill(10))
    for alias in aliases:
        draft.put_record("aliases", {"versionTag": alias})
    return draft.patches()
