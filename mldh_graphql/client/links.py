"""Calls that link entities, and undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.changes import links
from mldh_graphql.client.calls import Calls

if TYPE_CHECKING:
    from mldh_graphql.entities import UrnsLike
    from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn


class LinkCalls(Calls):
    """Link models, groups, runs, experiments and data sets.

    Every link is one entry of a list that DataHub finds by its key. So links that others add at
    the same time survive, and adding or removing twice changes nothing more. What is linked to
    need not exist. Each call takes one request.
    """

    async def add_model_to_model_group(
        self, *, model_urn: MLModelUrn, group_urn: MLModelGroupUrn
    ) -> None:
        """Make a model a member of a group (``mlModelProperties.groups``, ``MemberOf``).

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.add_model_to_model_group(model_urn, group_urn))

    async def remove_model_from_model_group(
        self, *, model_urn: MLModelUrn, group_urn: MLModelGroupUrn
    ) -> None:
        """Undo `add_model_to_model_group`; the model's other groups stay.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.remove_model_from_model_group(model_urn, group_urn))

    async def add_run_to_experiment(
        self, *, run_urn: TrainingRunUrn, experiment_urn: ExperimentUrn
    ) -> None:
        """Put a run into an experiment (aspect ``container``, ``IsPartOf``).

        A run is in one experiment: it leaves the one that it was in.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.add_run_to_experiment(run_urn, experiment_urn))

    async def remove_run_from_experiment(
        self, *, run_urn: TrainingRunUrn, experiment_urn: ExperimentUrn
    ) -> None:
        """Take a run out of an experiment.

        Takes two requests: one makes sure that the run is in this experiment, the other removes
        the aspect through DataHub's REST API, since GraphQL cannot.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: The run is not in this experiment; nothing was changed.
        """
        await self._write(links.remove_run_from_experiment(run_urn, experiment_urn))

    async def add_run_to_model(self, *, model_urn: MLModelUrn, run_urn: TrainingRunUrn) -> None:
        """Say that a run trained a model (``mlModelProperties.trainingJobs``, ``TrainedBy``).

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.

        Example:
            >>> model = await client.create_model("arima_1", version="1.0")
            >>> run = await client.create_training_run("run_4")
            >>> await client.add_run_to_model(model_urn=model, run_urn=run)
            >>> run in await client.runs_of_model(model)
            True
        """
        await self._write(links.add_run_to_model(model_urn, run_urn))

    async def remove_run_from_model(
        self, *, model_urn: MLModelUrn, run_urn: TrainingRunUrn
    ) -> None:
        """Undo `add_run_to_model`; the model's other runs stay.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.remove_run_from_model(model_urn, run_urn))

    async def add_run_to_model_group(
        self, *, model_group_urn: MLModelGroupUrn, run_urn: TrainingRunUrn
    ) -> None:
        """Say that a run trains models of a group (``mlModelGroupProperties.trainingJobs``).

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.add_run_to_model_group(model_group_urn, run_urn))

    async def remove_run_from_model_group(
        self, *, model_group_urn: MLModelGroupUrn, run_urn: TrainingRunUrn
    ) -> None:
        """Undo `add_run_to_model_group`; the group's other runs stay.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.remove_run_from_model_group(model_group_urn, run_urn))

    async def add_input_datasets_to_run(
        self, *, run_urn: TrainingRunUrn, dataset_urns: UrnsLike
    ) -> None:
        """Say that a run read data sets (``dataProcessInstanceInput``).

        Both ``inputs`` and ``inputEdges`` are written: only the edges are lineage.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.add_input_datasets_to_run(run_urn, dataset_urns))

    async def remove_input_datasets_from_run(
        self, *, run_urn: TrainingRunUrn, dataset_urns: UrnsLike
    ) -> None:
        """Undo `add_input_datasets_to_run`; the run's other inputs stay.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.remove_input_datasets_from_run(run_urn, dataset_urns))

    async def add_output_datasets_to_run(
        self, *, run_urn: TrainingRunUrn, dataset_urns: UrnsLike
    ) -> None:
        """Say that a run wrote data sets (``dataProcessInstanceOutput``).

        Both ``outputs`` and ``outputEdges`` are written: only the edges are lineage.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.add_output_datasets_to_run(run_urn, dataset_urns))

    async def remove_output_datasets_from_run(
        self, *, run_urn: TrainingRunUrn, dataset_urns: UrnsLike
    ) -> None:
        """Undo `add_output_datasets_to_run`; the run's other outputs stay.

        Raises:
            InvalidUrnError: A URN is none, or is one of another kind; nothing was sent.
            WriteRejectedError: DataHub refused.
        """
        await self._write(links.remove_output_datasets_from_run(run_urn, dataset_urns))
