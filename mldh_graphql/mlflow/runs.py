"""MLflow's runs as DataHub's training runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes import update_changes
from mldh_graphql.changes.links import run_inputs, run_outputs, set_parent_run
from mldh_graphql.entities import AuditStamp, MLTrainingRun, RunEvent, RunResultType, RunStatus
from mldh_graphql.entities.texts import LONGEST_URL
from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.mlflow.described import Described, Doubts
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.values import history_properties, hyper_params, training_metrics

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.changes import Change
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.pages import MLflowPages
    from mldh_graphql.mlflow.records import DatasetInput, RunRecord
    from mldh_graphql.urns import ExperimentUrn, MLModelUrn, Urn

__all__ = ["PARENT", "RunLinks", "run_description"]

PARENT: Final = "mlflow.parentRunId"
"""The tag by which MLflow knows what a run is part of."""

_RESULTS: Final = {
    "FINISHED": RunResultType.SUCCESS,
    "FAILED": RunResultType.FAILURE,
    "KILLED": RunResultType.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class RunLinks:
    """What else a run is linked to than what its record says.

    Attributes:
        experiment: The experiment that it belongs to.
        models: The versions and logged models that it made.
        read_models: The logged models that it read.
    """

    experiment: ExperimentUrn
    models: tuple[MLModelUrn, ...] = ()
    read_models: tuple[MLModelUrn, ...] = ()


def run_description(
    run: RunRecord, links: RunLinks, urns: MLflowUrns, pages: MLflowPages
) -> Described:
    """Return what DataHub is to have about a run.

    Its tags are custom properties, as are its status (``mlflow.status``), what its metrics did
    (``mlflow.metric.<name>``) and how it used its data sets (``mlflow.inputs``).
    """
    doubts = Doubts(SyncKind.RUN, run.id)
    urn = urns.run(run.id)
    properties = {**run.tags, "mlflow.status": run.status, **history_properties(run.histories)}
    if run.datasets:
        properties["mlflow.inputs"] = _uses(run.datasets)
    run_url = run.artifact_uri if len(run.artifact_uri) <= LONGEST_URL else ""
    entity = MLTrainingRun(
        urn=urn,
        name=doubts.named(run.name, run.id),
        custom_properties=doubts.kept("tag", properties),
        external_url=pages.run(run.experiment_id, run.id),
        created=AuditStamp(run.start or 0, urns.user(run.user)),
        id=run.id,
        output_urls=[run_url] if run_url else None,
        hyper_params=hyper_params(run.params, doubts),
        training_metrics=training_metrics(run.metrics, doubts),
        experiment=links.experiment,
        events=_events(run, doubts),
    )
    changes: list[Change] = list(update_changes(entity))
    read_models = [*map(urns.logged_model, run.model_inputs or ()), *links.read_models]
    changes += run_inputs(urn, tuple(dict.fromkeys([*_datasets(run, urns, doubts), *read_models])))
    changes += run_outputs(urn, links.models)
    parent = run.tags.get(PARENT)
    if parent == run.id:
        doubts.note("it says that it is its own parent", "it was written without a parent")
    elif parent:
        changes += set_parent_run(urn, urns.run(parent))
    return Described(urn, SyncKind.RUN, run.id, tuple(changes), doubts.issues)


def _events(run: RunRecord, doubts: Doubts) -> tuple[RunEvent, ...]:
    """Return that a run started and ended; one that only waits has done neither."""
    events = []
    start, end = run.start or None, run.end or None
    result = _RESULTS.get(run.status)
    length = None
    if start is not None and end is not None:
        if end < start:
            doubts.note("it ended before it started", "its duration was left out")
        else:
            length = end - start
    if start is not None and run.status != "SCHEDULED" and length != 0:
        events.append(RunEvent(RunStatus.STARTED, start))
    if result is None:
        if run.status not in ("RUNNING", "SCHEDULED"):
            doubts.note(f"its status is {run.status!r}", "it was written without a result")
        return tuple(events)
    if end is None:
        doubts.note(
            f"it is {run.status} and MLflow does not know since when",
            "its result is only in mlflow.status",
        )
        return tuple(events)
    complete = RunEvent(
        RunStatus.COMPLETE, end, result=result, native_result_type=run.status, duration=length
    )
    return (*events, complete)


def _datasets(run: RunRecord, urns: MLflowUrns, doubts: Doubts) -> Iterable[Urn]:
    found: dict[Urn, None] = {}
    for each in run.datasets:
        try:
            found[urns.dataset(each.name)] = None
        except InvalidUrnError as error:
            doubts.note(
                f"the name of its data set {each.name[:100]!r} cannot stand in a URN: "
                f"{error.reason}",
                "the data set was left out",
                failed=True,
            )
    return found


def _uses(datasets: Iterable[DatasetInput]) -> str:
    uses = [{"name": each.name, "digest": each.digest, **each.tags} for each in datasets]
    return json.dumps(uses, ensure_ascii=False)
