"""`RunRecorder`: a training run that is recorded while it happens."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self, cast

from mldh_graphql.bulk import BulkReport
from mldh_graphql.changes import RunEventWrite, create_changes, fields, links
from mldh_graphql.credentials import Redactor
from mldh_graphql.entities import AuditStamp, MLTrainingRun, RunEvent, RunResultType, RunStatus
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.recording.buffer import RunBuffer
from mldh_graphql.recording.lines import changes_of, lines_of
from mldh_graphql.recording.replay import deliver, replay
from mldh_graphql.urns import MLModelUrn, TrainingRunUrn, Urn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from mldh_graphql.changes import Change, JsonValue
    from mldh_graphql.entities import HyperParamsLike, MetricsLike, ValueLike
    from mldh_graphql.session import Session

__all__ = ["FAILURE_PROPERTY", "RunRecorder"]

_log = logging.getLogger(__name__)

FAILURE_PROPERTY: Final = "failure"
"""The custom property that holds the text of the exception that ended a run."""

_LONGEST_FAILURE: Final = 4_000
_LONGEST_TYPE: Final = 200


class RunRecorder:
    """Records one training run; made by ``client.training_run()``.

    Entering tells DataHub that the run has started. Leaving sends all that was logged, in one go,
    with how it ended: ``COMPLETE``/``SUCCESS``, or ``COMPLETE``/``FAILURE`` if the block raised,
    with the exception's class as the native result type and its text in the custom property
    ``failure``.

    Calls that log never wait for the network and never fail because of it. What they log is on the
    disk when they return; it stays there until DataHub has acknowledged it, and is sent by the
    next recorder, or by ``client.replay_recordings()``, if this one cannot. Neither entering nor
    leaving raises if DataHub is away or refuses; `report` tells.

    Attributes:
        urn: The run.
        started: When it started; ``None`` before entering.
    """

    def __init__(
        self,
        session: Session,
        run: MLTrainingRun,
        *,
        parent: TrainingRunUrn | None = None,
        buffer_dir: Path,
        buffer_required: bool,
        patience: float,
    ) -> None:
        self.urn = run.urn
        self.started: datetime | None = None
        self._session = session
        self._run = run
        self._parent = parent
        self._folder = buffer_dir
        self._buffer_required = buffer_required
        self._patience = patience
        # Only the token: a header's value may be an ordinary word that a metric is called, too.
        token = session.config.token
        self._redactor = Redactor([token] if token else [])
        self._buffer: RunBuffer | None = None
        self._unsent: list[tuple[Change, ...]] = []
        self._beginning: tuple[Change, ...] = ()
        self._telling: asyncio.Task[None] | None = None
        self._ended = False
        self._report = BulkReport()

    @property
    def report(self) -> BulkReport:
        """What became of what was sent on leaving."""
        return self._report

    async def __aenter__(self) -> Self:
        if self.started is not None:
            raise ConfigurationError("this run has been recorded; open another recorder")
        self.started = _now()
        self._open_buffer()
        self._beginning = self._first_changes(self.started)
        self._record(self._beginning)
        self._telling = asyncio.create_task(self._tell_beginning())
        # Normally it is done at once; a DataHub that is away must not hold up the training.
        await asyncio.wait([self._telling], timeout=self._patience)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        now = _now()
        self._record(self._last_changes(now, error))
        self._ended = True
        try:
            if self._telling is not None:
                await self._telling
            self._report = await deliver(self._session, self._buffer, self._unsent)
        finally:
            if self._telling is not None:
                self._telling.cancel()
            if self._buffer is not None:
                self._buffer.release()

    def log_metrics(
        self, training_metrics: MetricsLike | None = None, /, **metrics: ValueLike
    ) -> None:
        """Record what the training measured; of a metric of the same name, the last value counts.

        Args:
            training_metrics: A mapping, or `Metric` objects.
            metrics: More of them, by name.

        Raises:
            InvalidValueError: A value cannot be written.
        """
        if training_metrics is not None:
            self._log(fields.set_training_metrics(self.urn, training_metrics))
        if metrics:
            self._log(fields.set_training_metrics(self.urn, metrics))

    def log_params(
        self, hyper_params: HyperParamsLike | None = None, /, **params: ValueLike
    ) -> None:
        """Record settings of the training; of one of the same name, the last value counts.

        Args:
            hyper_params: A mapping, or `HyperParam` objects.
            params: More of them, by name.

        Raises:
            InvalidValueError: A value cannot be written.
        """
        if hyper_params is not None:
            self._log(fields.set_hyper_params(self.urn, hyper_params))
        if params:
            self._log(fields.set_hyper_params(self.urn, params))

    def add_input(self, *urns: str) -> None:
        """Record that the run read data sets, models or runs.

        Raises:
            InvalidUrnError: One is no such URN.
        """
        run = MLTrainingRun(urn=self.urn, platform=None, sub_types=None, inputs=urns)
        self._log(links.run_inputs(run.urn, run.inputs or ()))

    def add_output(self, *urns: str) -> None:
        """Record that the run wrote data sets, models or runs.

        A model also gets the run among its training runs.

        Raises:
            InvalidUrnError: One is no such URN.
        """
        run = MLTrainingRun(urn=self.urn, platform=None, sub_types=None, outputs=urns)
        outputs = run.outputs or ()
        self._log(links.run_outputs(run.urn, outputs))
        for model in outputs:
            if isinstance(model, MLModelUrn):
                self._log(links.add_run_to_model(model, run.urn))

    def add_output_url(self, url: str) -> None:
        """Record where results of the run lie.

        Raises:
            InvalidValueError: It cannot be written.
        """
        self._log(fields.add_output_urls(self.urn, [url]))

    def set_custom_property(self, key: str, value: str) -> None:
        """Record a text under a key; the last value counts.

        Raises:
            InvalidValueError: It cannot be written.
        """
        self.set_custom_properties({key: value})

    def set_custom_properties(self, custom_properties: Mapping[str, str]) -> None:
        """Record texts by key; the last value of each counts.

        Raises:
            InvalidValueError: They cannot be written.
        """
        self._log(fields.set_custom_properties(self.urn, custom_properties))

    def _log(self, changes: tuple[Change, ...]) -> None:
        if self.started is None or self._ended:
            raise ConfigurationError("log inside `async with client.training_run(...)`")
        self._record(changes)

    def _first_changes(self, now: datetime) -> tuple[Change, ...]:
        stamp = AuditStamp(now, self._session.config.actor)
        changes = create_changes(self._run, created=stamp)
        if self._parent is not None:
            changes += links.set_parent_run(self.urn, self._parent)
        started = RunEvent(RunStatus.STARTED, now, attempt=self._run.attempt)
        return *changes, RunEventWrite(self.urn, started)

    def _last_changes(self, now: datetime, error: BaseException | None) -> tuple[Change, ...]:
        result = RunResultType.SUCCESS if error is None else RunResultType.FAILURE
        event = RunEvent(
            RunStatus.COMPLETE,
            now,
            result=result,
            native_result_type=None if error is None else type(error).__name__[:_LONGEST_TYPE],
            attempt=self._run.attempt,
            duration=now - self.started if self.started else None,
        )
        changes: tuple[Change, ...] = (RunEventWrite(self.urn, event),)
        if error is not None:
            said = self._session.redacted(f"{type(error).__name__}: {error}")[:_LONGEST_FAILURE]
            # What cannot be text in DataHub must not cost the event.
            said = said.encode(errors="replace").decode().replace("\0", "")
            changes += fields.set_custom_properties(self.urn, {FAILURE_PROPERTY: said})
        return changes

    def _record(self, changes: tuple[Change, ...]) -> None:
        """Put changes on the disk, and among those to be sent; without tokens."""
        lines = cast("list[JsonValue]", self._redactor.value(lines_of(changes)))
        self._unsent.append(changes_of(lines))
        if self._buffer is None:
            return
        try:
            self._buffer.append(lines)
        except OSError as error:
            _log.warning(
                "%s cannot be written (%s): what is logged is lost if this process dies",
                self._buffer.path,
                error.strerror,
            )

    def _open_buffer(self) -> None:
        try:
            self._buffer = RunBuffer.create(self._folder, str(self.urn), self._session.server.root)
        except OSError as error:
            reason = f"{self._folder} cannot hold what runs record: {error.strerror}"
            if self._buffer_required:
                raise ConfigurationError(reason) from error
            _log.warning("%s. It is lost if this process dies", reason)

    async def _tell_beginning(self) -> None:
        """Send what an earlier recorder of this run left, then the start, then the rest."""
        await replay(self._session, self._folder, run=self.urn)
        sent = self._unsent[:1]
        report = await deliver(self._session, None, sent)
        if report.failed:
            _log.warning("the start of %s has not been told to DataHub: %s", self.urn, report)
            return
        # Sent again with the rest it would change nothing; this only saves the bytes.
        self._unsent.remove(sent[0])
        await replay(self._session, self._folder)


def _now() -> datetime:
    """Return the time in milliseconds, which is what DataHub keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def parent_urn(parent: str | RunRecorder | None) -> TrainingRunUrn | None:
    """Return the URN of the run that another is part of."""
    if parent is None:
        return None
    return TrainingRunUrn(Urn(parent.urn if isinstance(parent, RunRecorder) else parent))
