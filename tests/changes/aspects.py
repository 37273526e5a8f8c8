"""Aspects in memory: patched by the local server's engine, read back as entities."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from mldh_graphql.changes import AspectDelete, AspectPatch, Change, RunEventWrite
from mldh_graphql.changes.records import run_event_record
from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    Link,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
    RunEvent,
    returned_by_datahub,
)
from mldh_graphql.entities.metric import HyperParam, Metric
from mldh_graphql.server import patch as engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mldh_graphql.urns import Urn

Document = dict[str, Any]


class Aspects:
    """What DataHub would have stored."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], Document] = {}
        self.events: dict[str, Document] = {}

    def of(self, urn: str) -> dict[str, Document]:
        """Return the aspects of an entity."""
        return {name: value for (of, name), value in self.documents.items() if of == urn}

    def write(self, changes: Iterable[Change]) -> int:
        """Apply changes as the client does; return how many attempts it took."""
        changes = list(changes)
        try:
            self.attempt(changes, lambda patch: patch.first_attempt)
        except engine.PatchFailed:
            if not any(isinstance(c, AspectPatch) and c.has_second_attempt for c in changes):
                raise
            self.attempt(changes, lambda patch: patch.second_attempt)
            return 2
        return 1

    def attempt(self, changes: list[Change], choose: Callable[[AspectPatch], Any]) -> None:
        """Apply all of the changes or none of them."""
        documents, events = copy.deepcopy(self.documents), dict(self.events)
        for change in changes:
            if isinstance(change, AspectPatch):
                operations = choose(change)
                if operations:
                    key = (str(change.urn), change.aspect)
                    documents[key] = _patched(change, operations, documents.get(key))
            elif isinstance(change, AspectDelete):
                documents.pop((str(change.urn), change.aspect), None)
            else:
                assert isinstance(change, RunEventWrite)
                record = run_event_record(change.urn, change.event)
                events[str(record["messageId"])] = record
        self.documents, self.events = documents, events


def _patched(patch: AspectPatch, operations: Any, stored: Document | None) -> Document:
    return engine.apply_patch(
        patch.urn.entity_type,
        patch.aspect,
        str(patch.urn),
        stored,
        engine.AspectPatch(
            operations=[
                engine.PatchOperation(op=each.op, path=each.path, value=each.value)
                for each in operations
            ],
            array_primary_keys={k: list(v) for k, v in patch.array_primary_keys.items()},
            force_generic=True,
        ),
    )


def entity_of(urn: Urn, aspects: Aspects) -> Any:
    """Return the entity that the stored aspects amount to."""
    of = aspects.of(urn)
    with returned_by_datahub():
        return _READERS[urn.entity_type](urn, of, aspects)


def _described(urn: Urn, properties: Document) -> Document:
    return {
        "urn": urn,
        "name": properties.get("name"),
        "description": properties.get("description"),
        "custom_properties": properties.get("customProperties"),
        "external_url": properties.get("externalUrl"),
        "created": _stamp(properties.get("created")),
    }


def _governed(of: dict[str, Document]) -> Document:
    tags = of.get("globalTags", {"tags": []})["tags"]
    terms = of.get("glossaryTerms", {"terms": []})["terms"]
    owners = of.get("ownership", {"owners": []})["owners"]
    domains = of.get("domains", {"domains": []})["domains"]
    links = of.get("institutionalMemory", {"elements": []})["elements"]
    values = of.get("structuredProperties", {"properties": []})["properties"]
    return {
        "tags": [each["tag"] for each in tags],
        "terms": [each["urn"] for each in terms],
        "owners": [Owner(each["owner"], each.get("typeUrn", each["type"])) for each in owners],
        "domain": domains[0] if domains else None,
        "links": [
            Link(each["url"], each["description"], _stamp(each["createStamp"])) for each in links
        ],
        "structured_properties": {
            each["propertyUrn"]: [next(iter(value.values())) for value in each["values"]]
            for each in values
        },
    }


def _trained(properties: Document) -> Document:
    return {
        "hyper_params": [HyperParam(*_named(each)) for each in properties.get("hyperParams", [])],
        "training_metrics": [
            Metric(*_named(each)) for each in properties.get("trainingMetrics", [])
        ],
    }


def _named(record: Document) -> Any:
    members = ("name", "value", "description", "createdAt")
    return tuple(record.get(member) for member in members)


def _stamp(record: Document | None) -> AuditStamp | None:
    return None if record is None else AuditStamp(record["time"], record.get("actor"))


def _group(urn: Urn, of: dict[str, Document], _: Aspects) -> MLModelGroup:
    properties = of["mlModelGroupProperties"]
    return MLModelGroup(
        **_described(urn, properties),
        **_governed(of),
        last_modified=_stamp(properties.get("lastModified")),
        version=properties.get("version", {}).get("versionTag"),
        training_runs=properties.get("trainingJobs"),
    )


def _model(urn: Urn, of: dict[str, Document], _: Aspects) -> MLModel:
    properties = of["mlModelProperties"]
    version = of.get("versionProperties", {})
    return MLModel(
        **_described(urn, properties),
        **_governed(of),
        **_trained(properties),
        last_modified=_stamp(properties.get("lastModified")),
        type=properties.get("type"),
        version=version.get("version", {}).get("versionTag"),
        aliases=[each["versionTag"] for each in version.get("aliases", [])],
        version_comment=version.get("comment"),
        version_set=version.get("versionSet"),
        plain_tags=properties.get("tags"),
        groups=properties.get("groups"),
        training_runs=properties.get("trainingJobs"),
    )


def _experiment(urn: Urn, of: dict[str, Document], _: Aspects) -> MLExperiment:
    properties = of["containerProperties"]
    return MLExperiment(
        **_described(urn, properties),
        **_governed(of),
        last_modified=_stamp(properties.get("lastModified")),
        platform=of["dataPlatformInstance"]["platform"],
        sub_types=of["subTypes"]["typeNames"],
    )


def _run(urn: Urn, of: dict[str, Document], aspects: Aspects) -> MLTrainingRun:
    training = of.get("mlTrainingRunProperties", {})
    edges: Document = {
        name: [each["destinationUrn"] for each in of.get(aspect, {}).get(f"{name[:-1]}Edges", [])]
        for name, aspect in (
            ("inputs", "dataProcessInstanceInput"),
            ("outputs", "dataProcessInstanceOutput"),
        )
    }
    return MLTrainingRun(
        **_described(urn, of["dataProcessInstanceProperties"]),
        **_trained(training),
        **edges,
        id=training.get("id"),
        platform=of["dataPlatformInstance"]["platform"],
        sub_types=of["subTypes"]["typeNames"],
        output_urls=training.get("outputUrls"),
        experiment=of.get("container", {}).get("container"),
        events=[_event(each) for each in aspects.events.values()],
    )


def _event(record: Document) -> RunEvent:
    result = record.get("result", {})
    return RunEvent(
        record["status"],
        record["timestampMillis"],
        result=result.get("type"),
        native_result_type=result.get("nativeResultType"),
        attempt=record.get("attempt"),
        duration=record.get("durationMillis"),
    )


def _dataset(urn: Urn, of: dict[str, Document], _: Aspects) -> Dataset:
    properties = of["datasetProperties"]
    return Dataset(
        **_described(urn, properties),
        **_governed(of),
        qualified_name=properties.get("qualifiedName"),
        last_modified=_stamp(properties.get("lastModified")),
        sub_types=of.get("subTypes", {}).get("typeNames"),
    )


_READERS: dict[str, Callable[[Any, dict[str, Document], Aspects], Any]] = {
    "mlModelGroup": _group,
    "mlModel": _model,
    "container": _experiment,
    "dataProcessInstance": _run,
    "dataset": _dataset,
}
