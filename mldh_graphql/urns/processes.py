"""The URNs of what happens and what belongs together: runs, experiments, jobs, version sets."""

from __future__ import annotations

from typing import Self

from mldh_graphql.urns.urn import IdUrn, Urn

__all__ = [
    "DataFlowUrn",
    "DataJobUrn",
    "ExperimentUrn",
    "MLFeatureUrn",
    "TrainingRunUrn",
    "VersionSetUrn",
]


class ExperimentUrn(IdUrn):
    """``urn:li:container:airline_forecast_experiment``: DataHub keeps experiments as containers."""

    __slots__ = ()
    kind = "container"
    noun = "experiment (container)"


class TrainingRunUrn(IdUrn):
    """``urn:li:dataProcessInstance:simple_training_run``."""

    __slots__ = ()
    kind = "dataProcessInstance"
    noun = "training run (dataProcessInstance)"


class VersionSetUrn(Urn):
    """``urn:li:versionSet:(airline_models,mlModel)``."""

    __slots__ = ()
    kind = "versionSet"
    noun = "version set"

    @classmethod
    def build(cls, id: str, versioned: str = "mlModel") -> Self:  # noqa: A002 - DataHub's name
        """Return the URN of a set of versions.

        Args:
            id: The set's id.
            versioned: The entity type of its members.

        Raises:
            InvalidUrnError: The id cannot stand in a URN, or there is no such entity type.
        """
        return cls._built(id, versioned)

    @property
    def versioned(self) -> str:
        """The entity type of its members."""
        return self.parts[-1]


class DataFlowUrn(Urn):
    """``urn:li:dataFlow:(airflow,nightly,PROD)``."""

    __slots__ = ()
    kind = "dataFlow"
    noun = "data flow"

    @classmethod
    def build(cls, flow_id: str, orchestrator: str, cluster: str = "PROD") -> Self:
        """Return the URN of a flow that an orchestrator runs."""
        return cls._built(orchestrator, flow_id, cluster)


class DataJobUrn(Urn):
    """``urn:li:dataJob:(urn:li:dataFlow:(airflow,nightly,PROD),train)``."""

    __slots__ = ()
    kind = "dataJob"
    noun = "data job"

    @classmethod
    def build(cls, job_id: str, flow_urn: str) -> Self:
        """Return the URN of a job in a flow."""
        return cls._built(DataFlowUrn(flow_urn), job_id)

    @property
    def flow(self) -> DataFlowUrn:
        """The flow that it belongs to."""
        return DataFlowUrn.returned(self.parts[0])


class MLFeatureUrn(Urn):
    """``urn:li:mlFeature:(passengers,age)``."""

    __slots__ = ()
    kind = "mlFeature"
    noun = "ML feature"

    @classmethod
    def build(cls, name: str, namespace: str) -> Self:
        """Return the URN of a feature in a namespace."""
        return cls._built(namespace, name)
