"""Calls that record training runs while they happen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mldh_graphql.client.calls import Calls
from mldh_graphql.entities import MLTrainingRun
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.urns import TrainingRunUrn

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from mldh_graphql.bulk import BulkReport
    from mldh_graphql.entities import UrnsLike
    from mldh_graphql.recording import RunRecorder


class RecordingCalls(Calls):
    """Record training runs while they happen."""

    def training_run(
        self,
        run_id: str,
        *,
        platform: str = "mlflow",
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - DataHub's word
        experiment: str | None = None,
        inputs: UrnsLike | None = None,
        parent: str | RunRecorder | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
        attempt: int | None = None,
        buffer_dir: str | os.PathLike[str] | None = None,
        patience: float = 2.0,
    ) -> RunRecorder:
        """Open a recorder for a training run; use it with ``async with``.

        Entering tells DataHub that the run has started, leaving how it ended and all that was
        logged. Nothing in between touches the network, and nothing is lost if DataHub is away or
        this process dies: `RunRecorder` tells how.

        Args:
            run_id: The id in its URN, ``urn:li:dataProcessInstance:<id>``.
            platform: The platform's name or URN.
            name: The name that people see; without one a new run is called by its id.
            id: The run's id in the system that runs it.
            experiment: The experiment that it belongs to.
            inputs: The data sets, models and runs that it reads.
            parent: The run that it is part of, as its recorder or URN (``ChildOf``).
            custom_properties: Texts by key.
            external_url: Where it lives outside DataHub.
            attempt: Which attempt it is.
            buffer_dir: Where what is logged lies until DataHub has it, without tokens, readable
                by its owner only. Without one, ``mldh_graphql/runs`` in the user's folder for
                state (``$XDG_STATE_HOME``, else ``~/.local/state``).
            patience: For how many seconds entering waits for DataHub at most. The start is sent in
                the background after that.

        Raises:
            InvalidValueError: A value cannot be written.
            InvalidUrnError: A URN is none, or is one of another kind.
            ConfigurationError: On entering: nothing can be written to ``buffer_dir``.

        Example:
            >>> experiment = await client.create_experiment("airline_forecast")
            >>> async with client.training_run("run_4", experiment=experiment) as run:
            ...     run.log_params(lr=0.01)
            ...     run.log_metrics(accuracy=0.9)
            >>> (await client.get_training_run(run.urn)).run_result
            <RunResultType.SUCCESS: 'SUCCESS'>
        """
        from mldh_graphql.recording import (  # noqa: PLC0415 - most programs do not need it
            RunRecorder,
            default_buffer_dir,
            parent_urn,
        )

        if not patience >= 0:
            raise InvalidValueError(argument="patience", reason="seconds are expected, 0 or more")
        run = MLTrainingRun(
            urn=TrainingRunUrn.build(run_id),
            platform=platform,
            name=name,
            id=id,
            experiment=experiment,
            inputs=inputs,
            custom_properties=custom_properties,
            external_url=external_url,
            attempt=attempt,
        )
        return RunRecorder(
            self._session,
            run,
            parent=parent_urn(parent),
            buffer_dir=default_buffer_dir() if buffer_dir is None else Path(buffer_dir),
            buffer_required=buffer_dir is not None,
            patience=patience,
        )

    async def replay_recordings(
        self, buffer_dir: str | os.PathLike[str] | None = None
    ) -> BulkReport:
        """Send what recorders left behind that died, or found no DataHub; for this server only.

        Every recorder does so when it starts. What DataHub acknowledges is removed from the disk,
        what it refuses is kept beside it with the ending ``.refused``.

        Args:
            buffer_dir: Where it lies; without one, where recorders put it by default.

        Returns:
            What became of it, item by item.
        """
        from mldh_graphql.recording import default_buffer_dir, replay  # noqa: PLC0415

        folder = default_buffer_dir() if buffer_dir is None else Path(buffer_dir)
        return await replay(self._session, folder)
