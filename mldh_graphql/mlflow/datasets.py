"""The data sets that runs read, as DataHub's data sets.

Many runs read a data set of the same name, and each may have known other contents. The newest run
counts, whichever sync or shard saw it: which run that was is a custom property, and DataHub writes
the description of a newer run only in place of the one that was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.change import AspectPatch, add, expect, remove
from mldh_graphql.changes.draft import Draft
from mldh_graphql.changes.records import UNKNOWN_STAMP, audit_stamp
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.mlflow.dataset_profiles import dataset_profile
from mldh_graphql.mlflow.dataset_sources import source_page, source_urn
from mldh_graphql.mlflow.described import Described, Doubts
from mldh_graphql.mlflow.identity import MLFLOW_PLATFORM
from mldh_graphql.mlflow.report import SyncKind
from mldh_graphql.mlflow.schemas import schema_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import Change, JsonValue, Operation
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.mlflow.records import DatasetInput
    from mldh_graphql.urns import DatasetUrn

__all__ = ["SEEN_BY", "SeenDataset", "dataset_description"]

SEEN_BY: Final = "mlflow.dataset.seen_by"
"""The custom property that tells the run whose knowledge of a data set is in DataHub."""

_PREFIX: Final = "mlflow.dataset."
_RAW_SCHEMA: Final = "schema"


@dataclass(frozen=True, slots=True)
class SeenDataset:
    """A data set as one run knew it.

    Attributes:
        dataset: What the run knew.
        seen_by: When the run started and its id, so that the newest run has the greatest text.
    """

    dataset: DatasetInput
    seen_by: str

    @staticmethod
    def order(start: int | None, run_id: str) -> str:
        """Return the text that puts runs in order."""
        return f"{max(start or 0, 0):015d}/{run_id}"

    @property
    def time(self) -> int:
        """When that run started, in milliseconds since 1970; 0 if MLflow does not know."""
        return int(self.seen_by.partition("/")[0])


def dataset_description(
    seen: SeenDataset, stored: Mapping[str, str], urns: MLflowUrns
) -> Described | None:
    """Return what DataHub is to have about a data set; ``None`` if it knows as much or more.

    Args:
        seen: The data set as the newest of the runs at hand knew it.
        stored: The custom properties that DataHub has.
        urns: The rule for URNs.
    """
    known = stored.get(SEEN_BY)
    if known is not None and known >= seen.seen_by:
        return None
    dataset = seen.dataset
    doubts = Doubts(SyncKind.DATASET, dataset.name)
    urn = urns.dataset(dataset.name)
    fields = schema_fields(dataset.schema)
    if not dataset.schema or dataset.schema == "null":
        doubts.note("MLflow knows no schema of it", "it was written without columns")
    elif fields is None:
        doubts.note("its schema has no columns", "it is in the custom property 'schema'")
    properties = {
        f"{_PREFIX}digest": dataset.digest,
        f"{_PREFIX}source_type": dataset.source_type,
        f"{_PREFIX}source": dataset.source,
        f"{_PREFIX}profile": dataset.profile,
        _RAW_SCHEMA: dataset.schema if fields is None else "",
    }
    kept = doubts.kept("property", {key: value for key, value in properties.items() if value})
    if known is None:
        # Nothing is there: REMOVE below leaves an empty object, and TEST refuses any text.
        guard: tuple[Operation, ...] = (
            remove("customProperties", SEEN_BY, "_"),
            expect("customProperties", SEEN_BY, value={}),
        )
    else:
        guard = (expect("customProperties", SEEN_BY, value=known),)
    operations: list[Operation] = [*guard, add("customProperties", SEEN_BY, value=seen.seen_by)]
    operations += [add("customProperties", key, value=value) for key, value in kept.items()]
    gone = [key for key in properties if key not in kept and key in stored]
    operations += [remove("customProperties", key) for key in gone]
    page = source_page(dataset.source_type, dataset.source)
    if page is not None:
        operations.append(add("externalUrl", value=page))
    platform = Draft(urn, "dataPlatformInstance")
    platform.set("platform", MLFLOW_PLATFORM)
    changes: list[Change] = [
        AspectPatch(urn=urn, aspect="datasetProperties", operations=tuple(operations)),
        *platform.patches(),
    ]
    if fields is not None:
        changes.append(_schema_patch(urn, fields))
    changes += _lineage(urn, dataset, stored)
    columns = len(fields) if fields else None
    profile = dataset_profile(urn, dataset.profile, seen.time, columns)
    if profile is not None:
        changes.append(profile)
    return Described(urn, SyncKind.DATASET, dataset.name, tuple(changes), doubts.issues)


def _schema_patch(urn: DatasetUrn, fields: list[JsonValue]) -> AspectPatch:
    # What people say about columns is in an aspect of its own, so the whole list may be replaced.
    draft = Draft(urn, "schemaMetadata")
    draft.set("schemaName", "")
    draft.set("platform", MLFLOW_PLATFORM)
    draft.set("version", 0)
    draft.set("hash", "")
    draft.set("platformSchema", {"com.linkedin.schema.Schemaless": {}})
    draft.set("fields", fields)
    return draft.patch()


def _lineage(
    urn: DatasetUrn, dataset: DatasetInput, stored: Mapping[str, str]
) -> tuple[AspectPatch, ...]:
    """Say which data set of another platform it is a copy of, instead of what was said before."""
    upstream = source_urn(dataset.name, dataset.source_type, dataset.source)
    before = None
    if SEEN_BY in stored:
        kind, source = stored.get(f"{_PREFIX}source_type", ""), stored.get(f"{_PREFIX}source", "")
        before = source_urn(dataset.name, kind, source)
    operations = []
    if before is not None and before != upstream:
        operations.append(remove("upstreams", before))
    if upstream is not None:
        record: JsonValue = {
            "dataset": str(upstream),
            "type": "COPY",
            "auditStamp": audit_stamp(UNKNOWN_STAMP),
        }
        operations.append(add("upstreams", upstream, value=record))
    if not operations:
        return ()
    return (
        AspectPatch(
            urn=urn,
            aspect="upstreamLineage",
            operations=tuple(operations),
            array_primary_keys=FrozenMapping({"upstreams": ("dataset",)}),
        ),
    )
