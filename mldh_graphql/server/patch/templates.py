"""The aspects that DataHub patches with a template of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.server.json_types import JsonObject

SYSTEM_ACTOR = "urn:li:corpuser:__datahub_system"
"""Who the stamps in default documents name."""


@dataclass(frozen=True, slots=True)
class Template:
    """How DataHub patches an aspect when it is not told to patch it generically.

    Attributes:
        default: Makes the document to start from when the aspect is absent, given the time in
            epoch milliseconds; ``None`` if the aspect must be there.
        array_keys: The arrays that are addressed by key, and the members that make the key.
        stamp: A member that gets a stamp of now if it is missing.
    """

    default: Callable[[int], JsonObject] | None
    array_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stamp: str | None = None


def stamp(now_ms: int) -> JsonObject:
    """An audit stamp of the system."""
    return {"time": now_ms, "actor": SYSTEM_ACTOR}


def _empty(*arrays: str) -> Callable[[int], JsonObject]:
    return lambda _now_ms: {array: [] for array in arrays}


_EDGE = ("destinationUrn",)

TEMPLATES: dict[str, Template] = {
    "dataFlowInfo": Template(lambda _now_ms: {"customProperties": {}}),
    "dataJobInfo": Template(lambda _now_ms: {"customProperties": {}}),
    "dataJobInputOutput": Template(
        _empty(
            "inputDatasets",
            "inputDatasetEdges",
            "outputDatasets",
            "outputDatasetEdges",
            "inputDatajobs",
            "inputDatajobEdges",
            "inputDatasetFields",
            "outputDatasetFields",
            "fineGrainedLineages",
        ),
        {
            "inputDatasets": (),
            "inputDatasetEdges": _EDGE,
            "outputDatasets": (),
            "outputDatasetEdges": _EDGE,
            "inputDatajobs": (),
            "inputDatajobEdges": _EDGE,
            "inputDatasetFields": (),
            "outputDatasetFields": (),
        },
    ),
    "dataProductProperties": Template(_empty("assets"), {"assets": _EDGE}),
    "datasetProperties": Template(
        lambda _now_ms: {"tags": [], "customProperties": {}}, {"tags": ()}
    ),
    "documentation": Template(
        _empty("documentations"), {"documentations": ("attribution\u241fsource",)}
    ),
    "domains": Template(_empty("domains"), {"domains": ()}),
    "editableContainerProperties": Template(_empty()),
    "editableDatasetProperties": Template(_empty()),
    "editableMlModelGroupProperties": Template(_empty()),
    "editableSchemaMetadata": Template(
        _empty("editableSchemaFieldInfo"), {"editableSchemaFieldInfo": ("fieldPath",)}
    ),
    "formInfo": Template(_empty("prompts"), {"prompts": ("id",)}),
    "globalTags": Template(_empty("tags"), {"tags": ("tag",)}),
    "glossaryTerms": Template(
        lambda now_ms: {"terms": [], "auditStamp": stamp(now_ms)},
        {"terms": ("urn",)},
        stamp="auditStamp",
    ),
    "ownership": Template(
        lambda now_ms: {"owners": [], "lastModified": stamp(now_ms)},
        {"owners": ("owner", "type")},
    ),
    "propertyDefinition": Template(_empty("entityTypes"), {"entityTypes": ()}),
    "siblings": Template(lambda _now_ms: {"siblings": [], "primary": False}, {"siblings": ()}),
    "status": Template(lambda _now_ms: {"removed": False}),
    "structuredProperties": Template(_empty("properties"), {"properties": ("propertyUrn",)}),
    "upstreamLineage": Template(
        _empty("upstreams", "fineGrainedLineages"), {"upstreams": ("dataset",)}
    ),
    # The getter of this one's default document throws.
    "versionProperties": Template(None),
}
"""The templates by aspect."""
