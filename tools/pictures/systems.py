"""What the pictures show: the tutorial's entities, and a factory of 200."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mldh_graphql import (
    Dataset,
    DatasetUrn,
    ExperimentUrn,
    LocalDataHub,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLModelGroupUrn,
    MLModelUrn,
    MLSystem,
    MLTrainingRun,
    TrainingRunUrn,
)

if TYPE_CHECKING:
    from mldh_graphql import LineageGraph, Picture

START = 1628580000000
END = START + 1000
TUTORIAL = Path(__file__).parents[2] / "examples" / "ml-system.yaml"


async def lineage() -> LineageGraph:
    """The lineage of the run in the tutorial's description, read back from a server."""
    system = MLSystem.load(TUTORIAL)
    async with LocalDataHub() as datahub:
        (await datahub.client.apply(system)).raise_for_failures()
        return await datahub.client.lineage(TrainingRunUrn.build("simple_training_run_4"))


def airline() -> MLSystem:
    """The tutorial's concept: three runs of an experiment, two of which became versions."""
    source = DatasetUrn.build("passengers", "snowflake")
    result = DatasetUrn.build("forecast", "snowflake")
    group = MLModelGroupUrn.build("airline_forecast_models_group")
    experiment = ExperimentUrn.build("airline_forecast_experiment")
    runs = [TrainingRunUrn.build(f"run_{number}") for number in (1, 2, 3)]
    return MLSystem.of(
        Dataset(urn=source, name="Airline Passengers"),
        Dataset(urn=result, name="Passenger Forecast"),
        MLExperiment(urn=experiment, name="Airline Forecast Experiment"),
        *(
            MLTrainingRun(
                urn=run,
                name=f"Training Run {number}",
                experiment=experiment,
                run_result=ended,
                start_timestamp=START,
                end_timestamp=END,
                inputs=[source],
                outputs=[result] if number == 3 else [],
            )
            for number, (run, ended) in enumerate(
                zip(runs, ("SUCCESS", "FAILURE", "SUCCESS"), strict=True), start=1
            )
        ),
        MLModelGroup(urn=group, name="Airline Forecast Models"),
        MLModel(
            urn=MLModelUrn.build("arima_1"),
            name="ARIMA Model",
            version="1.0",
            groups=[group],
            training_runs=[runs[0]],
        ),
        MLModel(
            urn=MLModelUrn.build("arima_2"),
            name="ARIMA Model",
            version="2.0",
            aliases=["champion"],
            groups=[group],
            training_runs=[runs[2]],
        ),
    )


def factory(lines: int = 17) -> MLSystem:
    """A system of about 200 entities: sources, training sets, runs, models and their groups."""
    topics = ("airports", "passengers", "weather", "fuel", "holidays", "aircraft", "bookings")
    sources = [DatasetUrn.build(f"raw.{topic}", "snowflake") for topic in topics]
    entities: list[Dataset | MLTrainingRun | MLModel | MLModelGroup] = [
        Dataset(urn=urn, name=f"raw_{topic}") for urn, topic in zip(sources, topics, strict=True)
    ]
    for line in range(lines):
        training_set = DatasetUrn.build(f"training.{line:02}", "s3")
        group = MLModelGroupUrn.build(f"forecast_{line // 2}")
        entities.append(Dataset(urn=training_set, name=f"training_set_{line:02}"))
        entities.append(
            MLTrainingRun(
                urn=TrainingRunUrn.build(f"prepare_{line:02}"),
                name=f"Prepare {line:02}",
                run_result="SUCCESS",
                end_timestamp=END,
                inputs=[
                    sources[line % len(sources)],
                    sources[(line + 1 + line // 7 % 6) % len(sources)],
                ],
                outputs=[training_set],
            )
        )
        if line % 2 == 0:
            name = f"Forecast {chr(ord('A') + line // 2)}"
            entities.append(MLModelGroup(urn=group, name=name))
        for number in range(5):
            run = TrainingRunUrn.build(f"train_{line:02}_{number}")
            entities.append(
                MLTrainingRun(
                    urn=run,
                    name=f"Training Run {line:02}-{number}",
                    run_result="SUCCESS" if number < 3 else "FAILURE",
                    end_timestamp=END,
                    inputs=[training_set],
                )
            )
            if number < 3:
                entities.append(
                    MLModel(
                        urn=MLModelUrn.build(f"arima_{line:02}_{number}"),
                        name=f"ARIMA {line:02}",
                        version=f"{number + 1}.0",
                        aliases=["champion"] if number == 2 else [],
                        groups=[group],
                        training_runs=[run],
                    )
                )
    return MLSystem.of(*entities)


async def pictures() -> dict[str, Picture]:
    """All pictures, by the name of their file."""
    return {
        "lineage": (await lineage()).picture(),
        "concept": airline().picture("concept"),
        "overview": airline().picture("overview"),
        "large": factory().picture("overview"),
    }
