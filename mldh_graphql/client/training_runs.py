"""Calls about training runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mldh_graphql.client.arguments import checked_count, id_urn
from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import (
    AuditStamp,
    MLTrainingRun,
    RunEvent,
    RunStatus,
    returned_by_datahub,
)
from mldh_graphql.entities.strictness import checked_urn
from mldh_graphql.reads.stamps import run_event_of
from mldh_graphql.reads.training_runs import training_run_of
from mldh_graphql.urns import TrainingRunUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.entities import (
        HyperParamsLike,
        MetricsLike,
        RunResultType,
        StampLike,
        TimeLike,
        UrnsLike,
    )


class TrainingRunCalls(Calls):
    """Create, change and read training runs (DataHub's ``dataProcessInstance``)."""

    async def create_training_run(
        self,
        run_id: str,
        *,
        platform: str = "mlflow",
        name: str | None = None,
        created: StampLike | None = None,
        id: str | None = None,  # noqa: A002 - DataHub's word
        run_result: RunResultType | str | None = None,
        start_timestamp: TimeLike | None = None,
        end_timestamp: TimeLike | None = None,
        attempt: int | None = None,
        native_result_type: str | None = None,
        training_metrics: MetricsLike | None = None,
        hyper_params: HyperParamsLike | None = None,
        output_urls: Iterable[str] | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        experiment: str | None = None,
        inputs: UrnsLike | None = None,
        outputs: UrnsLike | None = None,
    ) -> TrainingRunUrn:
        """Create a training run, or add what is said here to the one that exists.

        Only what you pass is written: list entries and properties are added, single values are
        set, everything else stays as others left it. Doing it twice changes nothing.

        A new run takes one GraphQL request and one REST request for its events, which DataHub
        takes nowhere else. A run without times is recorded as started now, if it is new. If
        DataHub refuses the events, the entity has been written; repeating the call is safe.

        Args:
            run_id: The id in its URN, ``urn:li:dataProcessInstance:<id>``.
            platform: The platform's name or URN.
            name: The name that people see. DataHub demands one; a new run without it is called
                by its id.
            created: When it was recorded: an aware ``datetime``, milliseconds since 1970, or an
                `AuditStamp`, which also says by whom. A new run without it was created at its
                start, or now.
            id: The run's id in the system that ran it.
            run_result: How it ended; needs ``end_timestamp``.
            start_timestamp: When it started: an aware ``datetime`` or milliseconds since 1970.
            end_timestamp: When it ended, in the same forms.
            attempt: Which attempt it was.
            native_result_type: The result in the words of the system that ran it.
            training_metrics: What the training measured, for example ``{"accuracy": 0.9}``.
            hyper_params: The settings of the training, for example ``{"learning_rate": 0.01}``.
            output_urls: Where its results lie.
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            experiment: The experiment that it belongs to.
            inputs: The data sets, models and runs that it read.
            outputs: The data sets, models and runs that it wrote.

        Returns:
            The run's URN.

        Raises:
            InvalidValueError: A value cannot be written; nothing was sent.
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.

        Example:
            >>> run = await client.create_training_run(
            ...     "run_4",
            ...     run_result=RunResultType.SUCCESS,
            ...     start_timestamp=1628580000000,
            ...     end_timestamp=1628580001000,
            ... )
            >>> (await client.get_training_run(run)).run_result
            <RunResultType.SUCCESS: 'SUCCESS'>
        """
        run = MLTrainingRun(
            urn=id_urn(TrainingRunUrn, "run_id", run_id),
            platform=platform,
            name=name,
            created=created,
            id=id,
            run_result=run_result,
            start_timestamp=start_timestamp,
            end_timestamp=end_timestamp,
            attempt=attempt,
            native_result_type=native_result_type,
            training_metrics=training_metrics,
            hyper_params=hyper_params,
            output_urls=output_urls,
            custom_properties=custom_properties,
            external_url=external_url,
            experiment=experiment,
            inputs=inputs,
            outputs=outputs,
        )
        now = datetime.now(UTC)
        default = None
        if run.created is None:
            default = AuditStamp(run.start_timestamp or now, self._session.config.actor)
        started = None if run.events else RunEvent(RunStatus.STARTED, now)
        await self._create(run, created=default, started=started)
        return run.urn

    async def update_training_run(
        self,
        run_urn: TrainingRunUrn,
        *,
        name: str | None = None,
        run_result: RunResultType | str | None = None,
        start_timestamp: TimeLike | None = None,
        end_timestamp: TimeLike | None = None,
        attempt: int | None = None,
        native_result_type: str | None = None,
        training_metrics: MetricsLike | None = None,
        hyper_params: HyperParamsLike | None = None,
        output_urls: Iterable[str] | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
    ) -> None:
        """Change properties of an existing run, or record that it started or ended.

        What is not passed stays. Metrics, hyper-parameters, custom properties and output URLs are
        added to those that are there; one of the same name is replaced.

        Args:
            run_urn: The run.
            name: A new display name.
            run_result: How it ended; needs ``end_timestamp``.
            start_timestamp: When it started.
            end_timestamp: When it ended.
            attempt: Which attempt it was.
            native_result_type: The result in the words of the system that ran it.
            training_metrics: Metrics to add or replace.
            hyper_params: Hyper-parameters to add or replace.
            output_urls: Addresses to add.
            custom_properties: Properties to add or replace, by key.
            external_url: A new address outside DataHub.

        Raises:
            EntityNotFoundError: DataHub does not have the run; nothing was written.
            InvalidValueError: A value cannot be written; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._update(
            MLTrainingRun(
                urn=checked_urn(TrainingRunUrn, "run_urn", run_urn),
                # Only what is said: a platform or sub-type of its own must survive.
                platform=None,
                sub_types=None,
                name=name,
                run_result=run_result,
                start_timestamp=start_timestamp,
                end_timestamp=end_timestamp,
                attempt=attempt,
                native_result_type=native_result_type,
                training_metrics=training_metrics,
                hyper_params=hyper_params,
                output_urls=output_urls,
                custom_properties=custom_properties,
                external_url=external_url,
            )
        )

    async def get_training_run(self, run_urn: TrainingRunUrn) -> MLTrainingRun:
        """Read a training run: everything that `create_training_run` can write.

        Properties and experiment are immediately consistent. Events, inputs and outputs come
        through DataHub's index, so what was written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have it.
        """
        urn = checked_urn(TrainingRunUrn, "run_urn", run_urn)
        with self._session.parsing("getDataProcessInstance"):
            result = await self._session.operations.get_data_process_instance(urn)
        return self._found(training_run_of(result), urn, "getDataProcessInstance")

    async def inputs_of_run(self, run_urn: TrainingRunUrn) -> tuple[Urn, ...]:
        """Return what a run read: data sets, models, runs (``DataProcessInstanceConsumes``).

        Comes through DataHub's index, so a link written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have the run.
        """
        urn = checked_urn(TrainingRunUrn, "run_urn", run_urn)
        return await self._related(urn, ["DataProcessInstanceConsumes"], outgoing=True)

    async def outputs_of_run(self, run_urn: TrainingRunUrn) -> tuple[Urn, ...]:
        """Return what a run wrote: data sets, models, runs (``DataProcessInstanceProduces``).

        Comes through DataHub's index, so a link written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have the run.
        """
        urn = checked_urn(TrainingRunUrn, "run_urn", run_urn)
        return await self._related(urn, ["DataProcessInstanceProduces"], outgoing=True)

    async def models_of_run(self, run_urn: TrainingRunUrn) -> tuple[Urn, ...]:
        """Return the models and groups that a run trained (``TrainedBy``).

        Comes through DataHub's index, so a link written just now may be missing for some seconds.

        Raises:
            EntityNotFoundError: DataHub does not have the run.
        """
        urn = checked_urn(TrainingRunUrn, "run_urn", run_urn)
        return await self._related(urn, ["TrainedBy"], outgoing=False)

    async def events_of_run(
        self,
        run_urn: TrainingRunUrn,
        *,
        start: TimeLike | None = None,
        end: TimeLike | None = None,
        limit: int = 5000,
    ) -> tuple[RunEvent, ...]:
        """Return what is known of a run's life, the newest event first.

        Comes through DataHub's index, so an event written just now may be missing for some
        seconds.

        Args:
            run_urn: The run.
            start: Only events from this time on.
            end: Only events up to this time.
            limit: How many events at most, up to 10,000.

        Raises:
            EntityNotFoundError: DataHub does not have the run.
            InvalidValueError: A time has no time zone, or the limit is out of range.
        """
        urn = checked_urn(TrainingRunUrn, "run_urn", run_urn)
        first, last = self._millis("start", start), self._millis("end", end)
        checked_count("limit", limit, most=10_000)
        with self._session.parsing("getRunEvents"):
            result = await self._session.operations.get_run_events(urn, first, last, limit)
        exists = None if result is None or not result.exists else result
        events = self._found(exists, urn, "getRunEvents").state or ()
        with returned_by_datahub():
            read = [run_event_of(event) for event in events if event]
        return tuple(event for event in read if event)
