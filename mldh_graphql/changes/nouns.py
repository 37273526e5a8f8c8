"""Entities to changes: create them, or update what they say."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, TypeAlias

from mldh_graphql.changes.change import AspectPatch, Change, Operation, RunEventWrite, add
from mldh_graphql.changes.change import only_if_absent as absent
from mldh_graphql.changes.draft import ARRAY_KEYS, Draft
from mldh_graphql.changes.governance import governance_changes
from mldh_graphql.changes.links import run_inputs, run_outputs
from mldh_graphql.changes.records import (
    audit_stamp,
    time_stamp,
)
from mldh_graphql.changes.versions import create_version, overwrite_version
from mldh_graphql.entities.dataset import Dataset
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.ml_experiment import MLExperiment
from mldh_graphql.entities.ml_model import MLModel
from mldh_graphql.entities.ml_model_group import MLModelGroup
from mldh_graphql.entities.ml_training_run import MLTrainingRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.entities.audit_stamp import AuditStamp
    from mldh_graphql.entities.entity import Entity
    from mldh_graphql.entities.metric import HyperParam, Metric
    from mldh_graphql.urns import ExperimentUrn, PlatformUrn, Urn

__all__ = ["PROPERTIES", "AnyEntity", "create_changes", "update_changes"]

AnyEntity: TypeAlias = MLModelGroup | MLModel | MLExperiment | MLTrainingRun | Dataset
"""Any of the nouns."""

PROPERTIES: Final = {
    "container": "containerProperties",
    "dataProcessInstance": "dataProcessInstanceProperties",
    "dataset": "datasetProperties",
    "mlModel": "mlModelProperties",
    "mlModelGroup": "mlModelGroupProperties",
}
"""The aspect with name, external URL and custom properties, by entity type."""

_TYPE_NAMES: Final = FrozenMapping({"typeNames": ARRAY_KEYS["typeNames"]})

TRAINING_RUN_PROPERTIES: Final = "mlTrainingRunProperties"


def create_changes(entity: AnyEntity, *, created: AuditStamp | None = None) -> tuple[Change, ...]:
    """Return what creates the entity, or adds what it says to the one that exists.

    Fields that are ``None`` are left alone, entries of lists and maps are added to those that are
    there, and doing it twice changes nothing. A model that has another version refuses it. What
    DataHub demands and was not said (a name, a creation stamp) is written only if it is absent.

    Args:
        entity: What is to be there.
        created: The creation stamp of a new run that says none; without it DataHub does not know.
    """
    return _changes(entity, creating=True, created=created)


def update_changes(entity: AnyEntity) -> tuple[Change, ...]:
    """Return what adds all that the entity says to the one that exists.

    The version of a model is overwritten, in the set that it is in. Pass
    ``platform=None`` and ``sub_types=None`` to experiments and runs to leave those alone.
    """
    return _changes(entity, creating=False)


def _changes(
    entity: AnyEntity, *, creating: bool, created: AuditStamp | None = None
) -> tuple[Change, ...]:
    match entity:
        case MLModelGroup():
            return _group_changes(entity, creating=creating)
        case MLModel():
            return _model_changes(entity, creating=creating)
        case MLExperiment():
            return _experiment_changes(entity, creating=creating)
        case MLTrainingRun():
            return _run_changes(entity, creating=creating, default_created=created)
        case Dataset():
            return _dataset_changes(entity, creating=creating)


def _group_changes(group: MLModelGroup, *, creating: bool) -> tuple[Change, ...]:
    draft = _described(group)
    draft.set("created", time_stamp(group.created))
    draft.set("lastModified", time_stamp(group.last_modified))
    if group.version is not None:
        draft.set("version", {"versionTag": group.version})
    draft.put_text("trainingJobs", group.training_runs)
    return *_properties(draft, creating=creating), *governance_changes(group)


def _model_changes(model: MLModel, *, creating: bool) -> tuple[Change, ...]:
    draft = _described(model)
    draft.set("created", time_stamp(model.created))
    draft.set("lastModified", time_stamp(model.last_modified))
    draft.set("type", model.type)
    _put_values(draft, model.hyper_params, model.training_metrics)
    draft.put_text("tags", model.plain_tags)
    draft.put_text("groups", model.groups)
    draft.put_text("trainingJobs", model.training_runs)
    if model.version is None:
        return *_properties(draft, creating=creating), *governance_changes(model)
    version = add("version", value={"versionTag": model.version})
    if creating:
        # Programs that know no version sets write a version here only, which must not be lost.
        properties = draft.patch(create_only=(*absent("version"), version), otherwise=(version,))
        return properties, *create_version(model), *governance_changes(model)
    draft.set("version", {"versionTag": model.version})
    return *draft.patches(), *overwrite_version(model), *governance_changes(model)


def _experiment_changes(experiment: MLExperiment, *, creating: bool) -> tuple[Change, ...]:
    draft = _described(experiment)
    draft.set("created", time_stamp(experiment.created))
    draft.set("lastModified", time_stamp(experiment.last_modified))
    properties: tuple[AspectPatch, ...] = draft.patches()
    if creating and experiment.name is None:
        name = add("name", value=experiment.urn.display_name)
        properties = (draft.patch(create_only=(*absent("name"), name)),)
    return (
        *properties,
        *_sub_types(experiment.urn, experiment.sub_types),
        *_platform(experiment.urn, experiment.platform),
        *governance_changes(experiment),
    )


def _run_changes(
    run: MLTrainingRun, *, creating: bool, default_created: AuditStamp | None
) -> tuple[Change, ...]:
    draft = _described(run)
    if run.created is not None:
        draft.set("created", audit_stamp(run.created))
    properties: tuple[AspectPatch, ...] = draft.patches()
    if creating and (run.name is None or run.created is None or not run.events):
        properties = (draft.patch(create_only=_run_defaults(run, default_created)),)
    training = Draft(run.urn, TRAINING_RUN_PROPERTIES)
    training.set("id", run.id)
    # GraphQL shows the URL of the other aspect only, DataHub's pages that of this one.
    training.set("externalUrl", run.external_url)
    training.put_text("outputUrls", run.output_urls)
    _put_values(training, run.hyper_params, run.training_metrics)
    return (
        *properties,
        *training.patches(),
        *_sub_types(run.urn, run.sub_types),
        *_platform(run.urn, run.platform),
        *_container(run.urn, run.experiment),
        *run_inputs(run.urn, run.inputs or ()),
        *run_outputs(run.urn, run.outputs or ()),
        *(RunEventWrite(run.urn, event) for event in run.events),
    )


def _run_defaults(run: MLTrainingRun, stamp: AuditStamp | None) -> tuple[Operation, ...]:
    # Both are required, so one of them tells whether the aspect is there. Who creates a run without
    # events wants to know whether it is new even if both are said.
    if run.name is not None and run.created is not None:
        return absent("created")
    created = add("created", value=audit_stamp(stamp))
    if run.name is not None:
        return *absent("created"), created
    name = (*absent("name"), add("name", value=run.urn.display_name))
    return name if run.created is not None else (*name, created)


def _dataset_changes(dataset: Dataset, *, creating: bool) -> tuple[Change, ...]:
    draft = _described(dataset)
    draft.set("qualifiedName", dataset.qualified_name)
    draft.set("created", time_stamp(dataset.created))
    draft.set("lastModified", time_stamp(dataset.last_modified))
    return (
        *_properties(draft, creating=creating),
        *_sub_types(dataset.urn, dataset.sub_types),
        *governance_changes(dataset),
    )


def _described(entity: Entity) -> Draft:
    draft = Draft(entity.urn, PROPERTIES[entity.urn.entity_type])
    draft.set("name", entity.name)
    draft.set("description", entity.description)
    draft.set("externalUrl", entity.external_url)
    draft.put_in_map("customProperties", entity.custom_properties)
    return draft


def _properties(draft: Draft, *, creating: bool) -> tuple[AspectPatch, ...]:
    return (draft.patch_that_creates(),) if creating else draft.patches()


def _put_values(
    draft: Draft,
    hyper_params: Sequence[HyperParam] | None,
    training_metrics: Sequence[Metric] | None,
) -> None:
    draft.put_values("hyperParams", hyper_params or ())
    draft.put_values("trainingMetrics", training_metrics or ())


def _sub_types(urn: Urn, sub_types: tuple[str, ...] | None) -> tuple[AspectPatch, ...]:
    if not sub_types:
        return ()
    added = _sub_types_added(sub_types)
    return (
        AspectPatch(urn=urn, aspect="subTypes", operations=added, array_primary_keys=_TYPE_NAMES),
    )


def _container(urn: Urn, experiment: ExperimentUrn | None) -> tuple[AspectPatch, ...]:
    return () if experiment is None else _only(urn, "container", "container", experiment)


def _platform(urn: Urn, platform: PlatformUrn | None) -> tuple[AspectPatch, ...]:
    return () if platform is None else _only(urn, "dataPlatformInstance", "platform", platform)


def _only(urn: Urn, aspect: str, name: str, value: Urn) -> tuple[AspectPatch, ...]:
    return (AspectPatch(urn=urn, aspect=aspect, operations=_set(name, str(value))),)


# What thousands of runs have in common is made once.


@functools.lru_cache(maxsize=1024)
def _set(name: str, value: str) -> tuple[Operation, ...]:
    return (add(name, value=value),)


@functools.lru_cache(maxsize=256)
def _sub_types_added(sub_types: tuple[str, ...]) -> tuple[Operation, ...]:
    return tuple(add("typeNames", each, value=each) for each in sub_types)
