"""The calls of DataHub's ML tutorial, made with acryl-datahub. Runs in acryl-datahub's environment.

The tutorial's own client is an example in DataHub's repository and is not on PyPI. This program
makes the calls of the SDK that it makes: the same URNs, aspects and reads.

    python tutorial.py http://127.0.0.1:8080
"""

from __future__ import annotations

import sys
import time

import datahub.metadata.schema_classes as models
from datahub.api.entities.dataset.dataset import Dataset
from datahub.emitter.mcp import MetadataChangeProposalWrapper
from datahub.ingestion.graph.client import DataHubGraph
from datahub.ingestion.graph.config import DatahubClientConfig
from datahub.metadata.urns import (
    ContainerUrn,
    DataPlatformUrn,
    DataProcessInstanceUrn,
    DatasetUrn,
    MlModelGroupUrn,
    MlModelUrn,
    VersionSetUrn,
)

PLATFORM = "mlflow"
ACTOR = "urn:li:corpuser:datahub"
STAMP = models.TimeStampClass(time=1628580000000, actor=ACTOR)


class TutorialClient:
    """Writes what the tutorial writes."""

    def __init__(self, server: str) -> None:
        self._graph = DataHubGraph(DatahubClientConfig(server=server))

    def create_model_group(
        self, group_id: str, properties: models.MLModelGroupPropertiesClass | None = None
    ) -> str:
        """Create a model group, whole."""
        urn = str(MlModelGroupUrn(platform=PLATFORM, name=group_id))
        now = self._now()
        self._emit(
            urn,
            properties or models.MLModelGroupPropertiesClass(created=now, lastModified=now),
        )
        return urn

    def create_model(
        self,
        model_id: str,
        version: str,
        alias: str | None = None,
        properties: models.MLModelPropertiesClass | None = None,
    ) -> str:
        """Create a model with its version, whole."""
        urn = str(MlModelUrn(platform=PLATFORM, name=model_id))
        now = self._now()
        chosen = properties or models.MLModelPropertiesClass(created=now, lastModified=now)
        tag = models.VersionTagClass(versionTag=str(version))
        chosen.version = tag
        self._emit(
            urn,
            chosen,
            models.VersionPropertiesClass(
                version=tag,
                versionSet=str(
                    VersionSetUrn(id=f"mlmodel_{model_id}_versions", entity_type="mlModel")
                ),
                sortId=str(tag).zfill(10),
                aliases=[models.VersionTagClass(versionTag=alias)] if alias else [],
            ),
        )
        return urn

    def create_experiment(
        self, experiment_id: str, properties: models.ContainerPropertiesClass
    ) -> str:
        """Create an experiment, whole."""
        urn = str(ContainerUrn(experiment_id))
        self._emit(
            urn,
            models.SubTypesClass(typeNames=["ML Experiment"]),
            properties,
            models.BrowsePathsV2Class(path=[]),
            models.DataPlatformInstanceClass(platform=str(DataPlatformUrn(PLATFORM))),
        )
        return urn

    def create_training_run(
        self,
        run_id: str,
        properties: models.DataProcessInstancePropertiesClass | None = None,
        training_run_properties: models.MLTrainingRunPropertiesClass | None = None,
        run_result: str | None = None,
        start_timestamp: int | None = None,
        end_timestamp: int | None = None,
    ) -> str:
        """Create a training run with its events."""
        urn = str(DataProcessInstanceUrn(run_id))
        started = start_timestamp or self._now().time
        aspects: list[models._Aspect] = [models.SubTypesClass(typeNames=["ML Training Run"])]
        if properties:
            aspects.append(properties)
        if training_run_properties:
            aspects.append(training_run_properties)
        aspects.append(
            models.DataProcessInstanceRunEventClass(
                timestampMillis=started, status="STARTED", attempt=1
            )
        )
        if run_result:
            ended = end_timestamp or self._now().time
            aspects.append(
                models.DataProcessInstanceRunEventClass(
                    timestampMillis=ended,
                    status="COMPLETE",
                    attempt=1,
                    result=models.DataProcessInstanceRunResultClass(
                        type=run_result, nativeResultType=run_result
                    ),
                    durationMillis=ended - started or None,
                )
            )
        self._emit(urn, *aspects)
        return urn

    def create_dataset(
        self,
        dataset_id: str,
        platform: str,
        display_name: str,
        description: str | None = None,
        properties: dict[str, str] | None = None,
    ) -> str:
        """Create a data set by patches."""
        dataset = Dataset(
            id=dataset_id,
            platform=platform,
            name=display_name,
            description=description,
            properties=properties,
        )
        for proposal in dataset.generate_mcp():
            self._graph.emit(proposal)
        return str(DatasetUrn(platform=platform, name=dataset_id))

    def add_run_to_model(self, model_urn: str, run_urn: str) -> None:
        """Read the model, add the run, write the model."""
        properties = self._graph.get_aspect(model_urn, models.MLModelPropertiesClass)
        properties.trainingJobs = sorted({*(properties.trainingJobs or ()), run_urn})
        self._emit(model_urn, properties)

    def add_run_to_model_group(self, model_group_urn: str, run_urn: str) -> None:
        """Read the group, add the run, write the group."""
        properties = self._graph.get_aspect(model_group_urn, models.MLModelGroupPropertiesClass)
        properties.trainingJobs = sorted({*(properties.trainingJobs or ()), run_urn})
        self._emit(model_group_urn, properties)

    def add_model_to_model_group(self, model_urn: str, group_urn: str) -> None:
        """Read the model, add the group, write the model."""
        properties = self._graph.get_aspect(model_urn, models.MLModelPropertiesClass)
        properties.groups = sorted({*(properties.groups or ()), group_urn})
        self._emit(model_urn, properties)

    def add_run_to_experiment(self, run_urn: str, experiment_urn: str) -> None:
        """Put the run into the experiment."""
        self._emit(run_urn, models.ContainerClass(container=experiment_urn))

    def add_input_datasets_to_run(self, run_urn: str, dataset_urns: list[str]) -> None:
        """Replace what the run reads."""
        edges = [models.EdgeClass(destinationUrn=urn) for urn in dataset_urns]
        self._emit(run_urn, models.DataProcessInstanceInputClass(inputs=[], inputEdges=edges))

    def add_output_datasets_to_run(self, run_urn: str, dataset_urns: list[str]) -> None:
        """Replace what the run makes."""
        edges = [models.EdgeClass(destinationUrn=urn) for urn in dataset_urns]
        self._emit(run_urn, models.DataProcessInstanceOutputClass(outputs=[], outputEdges=edges))

    def _emit(self, urn: str, *aspects: models._Aspect) -> None:
        for aspect in aspects:
            self._graph.emit(MetadataChangeProposalWrapper(entityUrn=urn, aspect=aspect))

    @staticmethod
    def _now() -> models.TimeStampClass:
        return models.TimeStampClass(time=time.time_ns() // 1_000_000, actor=ACTOR)


def main(server: str) -> None:
    """Go through the tutorial from top to bottom."""
    client = TutorialClient(server)
    client.create_model_group("airline_forecast_models_group_simple")
    group = client.create_model_group(
        "airline_forecast_models_group",
        properties=models.MLModelGroupPropertiesClass(
            name="Airline Forecast Models Group",
            description="Group of models for airline passenger forecasting",
            created=STAMP,
        ),
    )
    client.create_model("arima_model_simple", version="1.0")
    model = client.create_model(
        "arima_model",
        properties=models.MLModelPropertiesClass(
            name="ARIMA Model",
            description="ARIMA model for airline passenger forecasting",
            customProperties={"team": "forecasting"},
            trainingMetrics=[
                models.MLMetricClass(name="accuracy", value="0.9"),
                models.MLMetricClass(name="precision", value="0.8"),
            ],
            hyperParams=[
                models.MLHyperParamClass(name="learning_rate", value="0.01"),
                models.MLHyperParamClass(name="batch_size", value="32"),
            ],
            externalUrl="https://localhost:5000",
            created=STAMP,
            lastModified=STAMP,
            tags=["forecasting", "arima"],
        ),
        version="1.0",
        alias="champion",
    )
    client.create_experiment(
        "airline_forecast_experiment_simple",
        properties=models.ContainerPropertiesClass(name="airline_forecast_experiment_simple"),
    )
    experiment = client.create_experiment(
        "airline_forecast_experiment",
        properties=models.ContainerPropertiesClass(
            name="Airline Forecast Experiment",
            description="Experiment to forecast airline passenger numbers",
            customProperties={"team": "forecasting"},
            created=STAMP,
            lastModified=STAMP,
        ),
    )
    client.create_training_run("simple_training_run")
    run = client.create_training_run(
        "simple_training_run_4",
        properties=models.DataProcessInstancePropertiesClass(
            name="Simple Training Run 4",
            created=models.AuditStampClass(time=1628580000000, actor=ACTOR),
            customProperties={"team": "forecasting"},
        ),
        training_run_properties=models.MLTrainingRunPropertiesClass(
            id="simple_training_run_4",
            outputUrls=["s3://my-bucket/output"],
            trainingMetrics=[models.MLMetricClass(name="accuracy", value="0.9")],
            hyperParams=[models.MLHyperParamClass(name="learning_rate", value="0.01")],
            externalUrl="https://localhost:5000",
        ),
        run_result="FAILURE",
        start_timestamp=1628580000000,
        end_timestamp=1628580001000,
    )
    source = client.create_dataset(
        "iris_input",
        platform="snowflake",
        display_name="Iris Training Input",
        description="Measurements of flowers",
        properties={"team": "forecasting"},
    )
    result = client.create_dataset(
        "iris_output", platform="snowflake", display_name="Iris Model Output"
    )
    client.add_model_to_model_group(model_urn=model, group_urn=group)
    client.add_run_to_experiment(run_urn=run, experiment_urn=experiment)
    client.add_run_to_model(model_urn=model, run_urn=run)
    client.add_run_to_model_group(model_group_urn=group, run_urn=run)
    client.add_input_datasets_to_run(run_urn=run, dataset_urns=[source])
    client.add_output_datasets_to_run(run_urn=run, dataset_urns=[result])


if __name__ == "__main__":
    main(sys.argv[1])
