"""The links between models, groups, runs, experiments and data sets: make and undo them.

Every link is one entry of a list that DataHub finds by its key, so links that others make at the
same time survive. What is linked to need not exist yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes.change import AspectDelete, AspectPatch, Change, expect
from mldh_graphql.changes.draft import Draft
from mldh_graphql.entities.entity import UrnsLike, checked_urns
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = [
    "add_input_datasets_to_run",
    "add_model_to_model_group",
    "add_output_datasets_to_run",
    "add_run_to_experiment",
    "add_run_to_model",
    "add_run_to_model_group",
    "remove_input_datasets_from_run",
    "remove_model_from_model_group",
    "remove_output_datasets_from_run",
    "remove_run_from_experiment",
    "remove_run_from_model",
    "remove_run_from_model_group",
    "run_inputs",
    "run_outputs",
    "set_parent_run",
]


def add_model_to_model_group(model_urn: str, group_urn: str) -> tuple[Change, ...]:
    """Make a model a member of a group."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), "mlModelProperties")
    draft.put_text("groups", [checked_urn(MLModelGroupUrn, "group_urn", group_urn)])
    return draft.patches()


def remove_model_from_model_group(model_urn: str, group_urn: str) -> tuple[Change, ...]:
    """Undo `add_model_to_model_group`."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), "mlModelProperties")
    draft.remove_from_list("groups", checked_urn(MLModelGroupUrn, "group_urn", group_urn))
    return draft.patches()


def add_run_to_model(model_urn: str, run_urn: str) -> tuple[Change, ...]:
    """Say that a run trained a model."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), "mlModelProperties")
    draft.put_text("trainingJobs", [checked_urn(TrainingRunUrn, "run_urn", run_urn)])
    return draft.patches()


def remove_run_from_model(model_urn: str, run_urn: str) -> tuple[Change, ...]:
    """Undo `add_run_to_model`."""
    draft = Draft(checked_urn(MLModelUrn, "model_urn", model_urn), "mlModelProperties")
    draft.remove_from_list("trainingJobs", checked_urn(TrainingRunUrn, "run_urn", run_urn))
    return draft.patches()


def add_run_to_model_group(model_group_urn: str, run_urn: str) -> tuple[Change, ...]:
    """Say that a run trained a model of a group."""
    group = checked_urn(MLModelGroupUrn, "model_group_urn", model_group_urn)
    draft = Draft(group, "mlModelGroupProperties")
    draft.put_text("trainingJobs", [checked_urn(TrainingRunUrn, "run_urn", run_urn)])
    return draft.patches()


def remove_run_from_model_group(model_group_urn: str, run_urn: str) -> tuple[Change, ...]:
    """Undo `add_run_to_model_group`."""
    group = checked_urn(MLModelGroupUrn, "model_group_urn", model_group_urn)
    draft = Draft(group, "mlModelGroupProperties")
    draft.remove_from_list("trainingJobs", checked_urn(TrainingRunUrn, "run_urn", run_urn))
    return draft.patches()


def add_run_to_experiment(run_urn: str, experiment_urn: str) -> tuple[Change, ...]:
    """Put a run into an experiment, instead of the one that it is in."""
    draft = Draft(checked_urn(TrainingRunUrn, "run_urn", run_urn), "container")
    draft.set("container", str(checked_urn(ExperimentUrn, "experiment_urn", experiment_urn)))
    return draft.patches()


def remove_run_from_experiment(run_urn: str, experiment_urn: str) -> tuple[Change, ...]:
    """Undo `add_run_to_experiment`.

    The first change is refused if the run is not in this experiment, and changes nothing. DataHub
    demands a container in the aspect that holds it, so the second one removes the whole aspect.
    """
    run = checked_urn(TrainingRunUrn, "run_urn", run_urn)
    experiment = checked_urn(ExperimentUrn, "experiment_urn", experiment_urn)
    still_there = expect("container", value=str(experiment))
    return (
        AspectPatch(urn=run, aspect="container", operations=(still_there,)),
        AspectDelete(run, "container"),
    )


def add_input_datasets_to_run(run_urn: str, dataset_urns: UrnsLike) -> tuple[Change, ...]:
    """Say that a run read data sets."""
    datasets = checked_urns(DatasetUrn, "dataset_urns", dataset_urns)
    return run_inputs(checked_urn(TrainingRunUrn, "run_urn", run_urn), datasets)


def remove_input_datasets_from_run(run_urn: str, dataset_urns: UrnsLike) -> tuple[Change, ...]:
    """Undo `add_input_datasets_to_run`."""
    datasets = checked_urns(DatasetUrn, "dataset_urns", dataset_urns)
    return _without_edges(run_urn, "Input", datasets)


def add_output_datasets_to_run(run_urn: str, dataset_urns: UrnsLike) -> tuple[Change, ...]:
    """Say that a run wrote data sets."""
    datasets = checked_urns(DatasetUrn, "dataset_urns", dataset_urns)
    return run_outputs(checked_urn(TrainingRunUrn, "run_urn", run_urn), datasets)


def remove_output_datasets_from_run(run_urn: str, dataset_urns: UrnsLike) -> tuple[Change, ...]:
    """Undo `add_output_datasets_to_run`."""
    datasets = checked_urns(DatasetUrn, "dataset_urns", dataset_urns)
    return _without_edges(run_urn, "Output", datasets)


def set_parent_run(run_urn: str, parent_urn: str) -> tuple[Change, ...]:
    """Say that a run is part of another one (``ChildOf``)."""
    run = checked_urn(TrainingRunUrn, "run_urn", run_urn)
    parent = checked_urn(TrainingRunUrn, "parent_urn", parent_urn)
    draft = Draft(run, "dataProcessInstanceRelationships")
    draft.set("parentInstance", str(parent))
    # DataHub demands the list, if only an empty one.
    draft.touch("upstreamInstances")
    return draft.patches()


def run_inputs(run: TrainingRunUrn, urns: Collection[Urn]) -> tuple[AspectPatch, ...]:
    """Say what a run read: data sets, models or other runs."""
    return _edges(run, "Input", urns)


def run_outputs(run: TrainingRunUrn, urns: Collection[Urn]) -> tuple[AspectPatch, ...]:
    """Say what a run wrote: data sets, models or other runs."""
    return _edges(run, "Output", urns)


def _edges(run: TrainingRunUrn, side: str, urns: Collection[Urn]) -> tuple[AspectPatch, ...]:
    if not urns:
        return ()
    plain, edges = _lists(side)
    draft = Draft(run, f"dataProcessInstance{side}")
    for urn in urns:
        # The plain list is required, and gives no lineage; it takes no runs.
        draft.touch(plain)
        if not isinstance(urn, TrainingRunUrn):
            draft.put_text(plain, [urn])
        draft.put_record(edges, {"destinationUrn": str(urn)})
    return draft.patches()


def _without_edges(run_urn: str, side: str, urns: Iterable[Urn]) -> tuple[AspectPatch, ...]:
    plain, edges = _lists(side)
    draft = Draft(checked_urn(TrainingRunUrn, "run_urn", run_urn), f"dataProcessInstance{side}")
    for urn in urns:
        draft.remove_from_list(plain, urn)
        draft.remove_from_list(edges, urn)
    return draft.patches()


def _lists(side: str) -> tuple[str, str]:
    return f"{side.lower()}s", f"{side.lower()}Edges"
