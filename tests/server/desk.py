"""A local DataHub without its doors: everything behind HTTP and GraphQL, with clocks of its own."""

from __future__ import annotations

import json
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.actor import Actor
from mldh_graphql.server.entity_patches import (
    PatchEntityInput,
    PatchEntityResult,
    patch_entities,
    patch_entity,
)
from mldh_graphql.server.governance.resources import Resources
from mldh_graphql.server.graph import Graph
from mldh_graphql.server.index import Index
from mldh_graphql.server.ingest import Ingest
from mldh_graphql.server.patch import AspectPatch, PatchOperation
from mldh_graphql.server.proposal import Proposal
from mldh_graphql.server.search import Search, SearchQuery
from mldh_graphql.server.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.proposal import ChangeType, IngestResult

ME = "urn:li:corpuser:me"
MLFLOW = "urn:li:dataPlatform:mlflow"
GROUP = f"urn:li:mlModelGroup:({MLFLOW},churn,PROD)"
MODEL = f"urn:li:mlModel:({MLFLOW},churn_1,PROD)"
MODEL_2 = f"urn:li:mlModel:({MLFLOW},churn_2,PROD)"
MODEL_3 = f"urn:li:mlModel:({MLFLOW},churn_3,PROD)"
EXPERIMENT = "urn:li:container:experiment"
RUN = "urn:li:dataProcessInstance:run"
DATASET = "urn:li:dataset:(urn:li:dataPlatform:s3,lake.raw.churn,PROD)"
DATASET_2 = "urn:li:dataset:(urn:li:dataPlatform:s3,lake.raw.out,PROD)"
RUN_EVENT = "dataProcessInstanceRunEvent"


@dataclass
class Clock:
    """Time that only passes when told to."""

    now: float = 1000.0

    def seconds(self) -> float:
        """The index's clock."""
        return self.now

    def milliseconds(self) -> int:
        """The wall clock."""
        return round(self.now * 1000)


@dataclass
class Desk:
    """The parts of a server, wired as the server wires them."""

    path: Path | None = None
    lag: float = 0.0
    clock: Clock = field(default_factory=Clock)
    actor: Actor = field(default_factory=lambda: Actor(ME))

    def __post_init__(self) -> None:
        self.store = Store(self.path)
        # Tests make desks by the dozen; the database goes when its desk does.
        weakref.finalize(self, self.store.close)
        self.index = Index(self.store, lag=self.lag, clock=self.clock.seconds)
        self.ingest = Ingest(self.store, self.index, now_ms=self.clock.milliseconds)
        self.graph = Graph(self.index)
        self.searching = Search(self.index)
        self.resources = Resources(self.ingest)

    def write(
        self,
        urn: str,
        aspect: str,
        value: JsonObject,
        *,
        change: ChangeType = "UPSERT",
        headers: Mapping[str, str] | None = None,
        system_metadata: JsonObject | None = None,
    ) -> list[IngestResult]:
        """Write one whole aspect."""
        proposal = Proposal(
            urn,
            aspect,
            change,
            ME,
            value=value,
            headers=headers or {},
            system_metadata=system_metadata,
        )
        return self.ingest.ingest([proposal])

    def patch(self, urn: str, aspect: str, members: Mapping[str, JsonValue]) -> PatchEntityResult:
        """ADD members by their paths, on the generic path."""
        return patch_entity(self.ingest, adding(urn, aspect, members), self.actor)

    def patch_all(self, *patches: PatchEntityInput) -> list[PatchEntityResult]:
        """Apply a batch."""
        return patch_entities(self.ingest, patches, self.actor)

    def value(self, urn: str, aspect: str) -> JsonObject:
        """An aspect that must be there."""
        stored = self.store.aspect(urn, aspect)
        assert stored is not None, f"{urn} has no {aspect}"
        return stored.value

    def version(self, urn: str, aspect: str) -> int:
        """The version of an aspect that must be there."""
        stored = self.store.aspect(urn, aspect)
        assert stored is not None
        return stored.version

    def found(self, query: SearchQuery) -> list[str]:
        """What a search finds, at most 100."""
        return self.searching.search(query, count=100).urns


def adding(
    urn: str | None,
    aspect: str,
    members: Mapping[str, JsonValue],
    *,
    keys: Mapping[str, Sequence[str]] | None = None,
    generic: bool = True,
    headers: Mapping[str, str] | None = None,
    system_metadata: JsonObject | None = None,
    entity_type: str | None = None,
) -> PatchEntityInput:
    """A patch that ADDs members by their paths."""
    return PatchEntityInput(
        aspect=aspect,
        patch=AspectPatch(
            operations=[
                PatchOperation("add", path, json.dumps(value)) for path, value in members.items()
            ],
            array_primary_keys=keys or {},
            force_generic=generic,
        ),
        urn=urn,
        entity_type=entity_type,
        headers=headers or {},
        system_metadata=system_metadata,
    )


def raw(urn: str, aspect: str, *operations: tuple[str, str, str | None]) -> PatchEntityInput:
    """A patch with the operations given, on the generic path."""
    patch = AspectPatch(
        operations=[PatchOperation(op, path, value) for op, path, value in operations],
        array_primary_keys={},
        force_generic=True,
    )
    return PatchEntityInput(aspect=aspect, patch=patch, urn=urn)


def version_of(version_set: str, sort_id: str, **more: JsonValue) -> JsonObject:
    """A ``versionProperties`` document."""
    return {
        "versionSet": version_set,
        "version": {"versionTag": f"v{sort_id}"},
        "sortId": sort_id,
        **more,
    }
