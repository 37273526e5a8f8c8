"""The URNs under which DataHub's own MLflow source writes the same things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.entities import MLExperiment, MLModel, MLTrainingRun
from mldh_graphql.guids import guid
from mldh_graphql.urns import ExperimentUrn, MLModelUrn, TrainingRunUrn, Urn, VersionSetUrn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.entities import Entity

__all__ = ["official_urns"]

_PLATFORM = "urn:li:dataPlatform:mlflow"


def official_urns(entity: Entity) -> Iterator[Urn]:
    """Return where DataHub's MLflow source would have put the entity, if that is elsewhere.

    Experiments are known there by their name, runs by MLflow's run id, models by the name of
    their group and their version, and version sets by the name of the group.
    """
    match entity:
        case MLExperiment() if str(entity.platform or _PLATFORM) == _PLATFORM:
            names = dict.fromkeys((entity.name or entity.urn.display_name, entity.urn.display_name))
            found: list[Urn] = [
                ExperimentUrn.build(guid(platform=_PLATFORM, id=name)) for name in names
            ]
        case MLTrainingRun() if str(entity.platform or _PLATFORM) == _PLATFORM:
            ids = dict.fromkeys((entity.id or entity.urn.id, entity.urn.id))
            found = [TrainingRunUrn.build(guid(orchestrator="mlflow", id=each)) for each in ids]
        case MLModel() if entity.urn.parts[0] == _PLATFORM:
            found = []
            for group in entity.groups or ():
                found.append(
                    VersionSetUrn.build(guid(platform="mlflow", name=group.name), "mlModel")
                )
                if entity.version is not None:
                    text = f"urn:li:mlModel:({_PLATFORM},{group.name}_{entity.version},PROD)"
                    found.append(MLModelUrn.returned(text))
        case _:
            return
    own = {entity.urn, getattr(entity, "version_set", None)}
    yield from (urn for urn in found if urn not in own)
