"""`MLTrainingRun`: one attempt to train a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mldh_graphql.entities.audit_stamp import AuditStamp, StampLike, checked_stamp
from mldh_graphql.entities.entity import Entity, UrnsLike, checked_urns_of
from mldh_graphql.entities.metric import (
    HyperParam,
    HyperParamsLike,
    Metric,
    MetricsLike,
    checked_hyper_params,
    checked_metrics,
)
from mldh_graphql.entities.ml_experiment import MLFLOW, checked_sub_types
from mldh_graphql.entities.run_event import (
    RunEvent,
    RunResultType,
    RunState,
    checked_attempt,
    checked_run_result,
    run_state,
)
from mldh_graphql.entities.strictness import checked_id_urn, checked_urn, refuse
from mldh_graphql.entities.texts import (
    LONGEST_URL,
    checked_key,
    checked_list,
    checked_mapping,
    checked_name,
    checked_text,
    optional,
    unique,
)
from mldh_graphql.entities.times import TimeLike, checked_time
from mldh_graphql.urns import (
    DatasetUrn,
    ExperimentUrn,
    MLModelUrn,
    PlatformUrn,
    TrainingRunUrn,
    Urn,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

__all__ = ["TRAINING_RUN_SUB_TYPE", "MLTrainingRun", "checked_output_urls"]

TRAINING_RUN_SUB_TYPE: Final = "ML Training Run"
"""By this sub-type DataHub's pages know that a process instance is a training run."""

_SUB_TYPES: Final = (TRAINING_RUN_SUB_TYPE,)
_NOTHING_SAID: Final = RunState()
_DATA: Final = (DatasetUrn, MLModelUrn, TrainingRunUrn)


@dataclass(frozen=True, slots=True, init=False, eq=False, repr=False)
class MLTrainingRun(Entity):
    """A training run, which DataHub keeps as a data process instance.

    DataHub has no tags, terms, owners, domain, links or structured properties for it.

    Attributes:
        created: When the run was recorded, and by whom.
        id: The run's id in the system that ran it.
        platform: Where it ran; ``None`` if DataHub does not know.
        sub_types: What kind of process it is: ``ML Training Run``.
        run_result: How it ended.
        start_timestamp: When it started.
        end_timestamp: When it ended.
        attempt: Which attempt it was.
        native_result_type: The result in the words of the system that ran it.
        output_urls: Where its results lie.
        hyper_params: The settings of the training.
        training_metrics: What the training measured.
        experiment: The experiment that it belongs to.
        inputs: The data sets, models and runs that it read.
        outputs: The data sets, models and runs that it wrote.
        events: The moments that DataHub knows, or that will be written, oldest first. Result,
            start, end and attempt are what they amount to, so they are not compared.
    """

    urn: TrainingRunUrn
    created: AuditStamp | None = None
    id: str | None = None
    platform: PlatformUrn | None = MLFLOW
    sub_types: tuple[str, ...] | None = (TRAINING_RUN_SUB_TYPE,)
    run_result: RunResultType | None = None
    start_timestamp: datetime | None = None
    end_timestamp: datetime | None = None
    attempt: int | None = None
    native_result_type: str | None = None
    output_urls: tuple[str, ...] | None = None
    hyper_params: tuple[HyperParam, ...] | None = None
    training_metrics: tuple[Metric, ...] | None = None
    experiment: ExperimentUrn | None = None
    inputs: tuple[Urn, ...] | None = None
    outputs: tuple[Urn, ...] | None = None
    events: tuple[RunEvent, ...] = field(default=(), compare=False)

    def __init__(
        self,
        *,
        urn: str,
        name: str | None = None,
        description: str | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        created: StampLike | None = None,
        id: str | None = None,  # noqa: A002 - DataHub's word
        platform: str | None = MLFLOW,
        sub_types: Iterable[str] | None = _SUB_TYPES,
        run_result: RunResultType | str | None = None,
        start_timestamp: TimeLike | None = None,
        end_timestamp: TimeLike | None = None,
        attempt: int | None = None,
        native_result_type: str | None = None,
        output_urls: Iterable[str] | None = None,
        hyper_params: HyperParamsLike | None = None,
        training_metrics: MetricsLike | None = None,
        experiment: str | None = None,
        inputs: UrnsLike | None = None,
        outputs: UrnsLike | None = None,
        events: Iterable[RunEvent] = (),
        removed: bool = False,
    ) -> None:
        """Describe a run; see the class for the fields.

        Give either result, start and end, or the events; from one the other follows.

        Raises:
            InvalidValueError: A value cannot be written; a result has no end; the end is before
                the start; there is a description, which DataHub does not keep for runs.
            InvalidUrnError: A URN is none, or is one of another kind of entity.
        """
        if description is not None:
            refuse("description", "DataHub keeps none for a run; use a custom property")
        said = _said_state(run_result, start_timestamp, end_timestamp, attempt, native_result_type)
        known = tuple(sorted(events, key=lambda event: event.timestamp))
        if said == _NOTHING_SAID:
            said = run_state(known)
        elif not known or said != run_state(known):
            known = said.events()
        self._fill(
            urn=checked_urn(TrainingRunUrn, "urn", urn),
            name=optional(checked_name, "name", name),
            description=None,
            custom_properties=optional(checked_mapping, "custom_properties", custom_properties),
            external_url=optional(checked_text, "external_url", external_url),
            created=None if created is None else checked_stamp("created", created),
            id=optional(checked_text, "id", id),
            platform=None
            if platform is None
            else checked_id_urn(PlatformUrn, "platform", platform),
            sub_types=(
                sub_types
                if sub_types is None or sub_types is _SUB_TYPES
                else checked_sub_types("sub_types", sub_types)
            ),
            run_result=said.run_result,
            start_timestamp=said.start_timestamp,
            end_timestamp=said.end_timestamp,
            attempt=said.attempt,
            native_result_type=said.native_result_type,
            output_urls=(
                None if output_urls is None else checked_output_urls("output_urls", output_urls)
            ),
            hyper_params=(
                None if hyper_params is None else checked_hyper_params("hyper_params", hyper_params)
            ),
            training_metrics=(
                None
                if training_metrics is None
                else checked_metrics("training_metrics", training_metrics)
            ),
            experiment=(
                None if experiment is None else checked_urn(ExperimentUrn, "experiment", experiment)
            ),
            inputs=None if inputs is None else checked_urns_of(_DATA, "inputs", inputs),
            outputs=None if outputs is None else checked_urns_of(_DATA, "outputs", outputs),
            events=known,
            removed=removed,
        )


def checked_output_urls(argument: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses; the same one twice is refused."""
    urls = [
        checked_key(argument, value, longest=LONGEST_URL)
        for value in checked_list(argument, values)
    ]
    return unique(argument, urls, str)


def _said_state(
    run_result: RunResultType | str | None,
    start_timestamp: TimeLike | None,
    end_timestamp: TimeLike | None,
    attempt: int | None,
    native_result_type: str | None,
) -> RunState:
    result = None if run_result is None else checked_run_result("run_result", run_result)
    start = None if start_timestamp is None else checked_time("start_timestamp", start_timestamp)
    end = None if end_timestamp is None else checked_time("end_timestamp", end_timestamp)
    if result is not None and end is None:
        refuse("end_timestamp", "a run_result needs the time at which the run ended")
    if native_result_type is not None and result is None:
        refuse("native_result_type", "it needs a run_result that it explains")
    if start is not None and end is not None and end < start:
        refuse("end_timestamp", f"{end.isoformat()} is before the start, {start.isoformat()}")
    if attempt is not None and start is None and end is None:
        refuse("attempt", "it needs the time at which the run started or ended")
    if result is not None and native_result_type is None:
        native_result_type = result.value
    return RunState(
        run_result=result,
        native_result_type=optional(checked_key, "native_result_type", native_result_type),
        attempt=optional(checked_attempt, "attempt", attempt),
        start_timestamp=start,
        end_timestamp=end,
    )
