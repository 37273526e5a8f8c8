"""The official MLflow source, which ingests a small store straight into the local server."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mldh_graphql import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

if TYPE_CHECKING:
    from pathlib import Path

    from mldh_graphql import LocalDataHub
    from tools.parity.acryl import Acryl
    from tools.parity.differences import Aspects, Json

SINKS = (
    ("ASYNC_BATCH", "RESTLI"),
    ("ASYNC", "OPENAPI"),
    ("SYNC", "RESTLI"),
)
"""How the REST sink writes: its mode and its interface."""


@dataclass(frozen=True, slots=True)
class Ingestion:
    """Runs of the official source on one MLflow store.

    Attributes:
        acryl: Where it runs.
        store: The MLflow store.
        directory: Where recipes and files go.
    """

    acryl: Acryl
    store: Path
    directory: Path

    async def into_file(self) -> Aspects:
        """What the source sends: of each aspect the last value."""
        path = self.directory / "sent.json"
        await self._run({"type": "file", "config": {"filename": str(path)}}, stateful=False)
        text = path.read_text(encoding="utf-8").replace(".pegasus2avro.", ".")
        sent: Aspects = {}
        events: dict[str, list[Json]] = {}
        for proposal in cast("list[dict[str, dict[str, Json]]]", json.loads(text)):
            urn, aspect = str(proposal["entityUrn"]), str(proposal["aspectName"])
            value = proposal["aspect"]["json"]
            if aspect == "dataProcessInstanceRunEvent":
                events.setdefault(urn, []).append(value)
            elif str(proposal["changeType"]) != "PATCH":
                sent.setdefault(urn, {})[aspect] = value
        for urn, listed in events.items():
            sent.setdefault(urn, {})["dataProcessInstanceRunEvent"] = listed
        return sent

    async def into_server(
        self, url: str, mode: str, endpoint: str, *, stateful: bool = False
    ) -> None:
        """Ingest into a server; with a state, what has vanished from the store is soft-deleted."""
        config: dict[str, Json] = {"server": url, "mode": mode, "endpoint": endpoint}
        await self._run({"type": "datahub-rest", "config": config}, stateful=stateful)

    async def delete_model(self, name: str) -> None:
        """Delete a registered model from the store."""
        await self.acryl.run("mlflow_store.py", str(self.store), name)

    async def _run(self, sink: dict[str, Json], *, stateful: bool) -> None:
        uri = self.store.absolute().as_uri()
        source: dict[str, Json] = {"tracking_uri": uri, "registry_uri": uri}
        if stateful:
            source["stateful_ingestion"] = {"enabled": True}
        recipe: dict[str, Json] = {
            "pipeline_name": "parity",
            "source": {"type": "mlflow", "config": source},
            "sink": sink,
        }
        path = self.directory / "recipe.json"
        path.write_text(json.dumps(recipe), encoding="utf-8")
        await self.acryl.execute("-m", "datahub", "ingest", "run", "--config", str(path))


async def readable(datahub: LocalDataHub, urns: list[str]) -> dict[str, int]:
    """How many models, groups, experiments and runs mldh_graphql reads, of those that are there."""
    client = datahub.client
    counts = dict.fromkeys(("mlModelGroup", "mlModel", "container", "dataProcessInstance"), 0)
    for urn in urns:
        kind = urn.split(":")[2]
        match kind:
            case "mlModelGroup":
                await client.get_model_group(MLModelGroupUrn(urn))
            case "mlModel":
                await client.get_model(MLModelUrn(urn))
            case "container":
                await client.get_experiment(ExperimentUrn(urn))
            case "dataProcessInstance":
                await client.get_training_run(TrainingRunUrn(urn))
            case _:
                continue
        counts[kind] += 1
    return counts
