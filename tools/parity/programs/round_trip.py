"""Entities of acryl-datahub's SDK: written, read, changed and deleted. Runs in its environment.

python round_trip.py http://127.0.0.1:8080
"""

from __future__ import annotations

import sys
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import datahub.metadata.schema_classes as models
from checks import Checks
from datahub.emitter.mcp import MetadataChangeProposalWrapper
from datahub.emitter.mcp_builder import ContainerKey
from datahub.metadata.urns import (
    CorpUserUrn,
    DatasetUrn,
    DomainUrn,
    GlossaryTermUrn,
    MlModelUrn,
    TagUrn,
)
from datahub.sdk import Container, DataHubClient, Dataset, FilterDsl, MLModel, MLModelGroup
from datahub.specific.dataset import DatasetPatchBuilder

if TYPE_CHECKING:
    from datahub.sdk.entity import Entity
    from datahub.sdk.search_filters import Filter

CREATED = datetime(2021, 8, 10, 7, 20, tzinfo=UTC)
CHANGED = datetime(2021, 8, 11, 7, 20, tzinfo=UTC)
RUN = "urn:li:dataProcessInstance:run_1"
JOB = "urn:li:dataProcessInstance:scoring"
RETENTION = "urn:li:structuredProperty:retention"
TAG, TERM, DOMAIN = TagUrn("pii"), GlossaryTermUrn("Churn"), DomainUrn("marketing")
OWNER = CorpUserUrn("ada")
SHARED = {
    "description": "What it is: 予測 \U0001f680",
    "external_url": "https://mlflow/1",
    "created": CREATED,
    "last_modified": CHANGED,
    "owners": [(OWNER, models.OwnershipTypeClass.DATA_STEWARD)],
    "links": [("https://wiki/1", "wiki")],
    "tags": [TAG],
    "terms": [TERM],
    "domain": DOMAIN,
    "structured_properties": {RETENTION: [90.0]},
}
CHECKED = (
    *("description", "external_url", "created", "last_modified", "owners", "links", "tags"),
    *("terms", "domain", "structured_properties", "custom_properties", "name", "display_name"),
    *("version", "version_aliases", "training_metrics", "hyper_params", "model_group"),
    *("training_jobs", "downstream_jobs", "deployments", "platform", "qualified_name"),
    *("subtype", "parent_container", "schema", "upstreams", "urn"),
)


def told(entity: Entity) -> dict[str, str]:
    """Every property that an entity has, as text."""
    values = {name: getattr(entity, name) for name in CHECKED if hasattr(entity, name)}
    if "schema" in values:
        values["schema"] = [
            (column.field_path, column.native_type, column.description)
            for column in values["schema"]
        ]
    return {name: str(value) for name, value in values.items()}


def aspects(entity: Entity) -> dict[str, object]:
    """Every aspect that an entity holds."""
    return {
        proposal.aspectName: proposal.aspect.to_obj()
        for proposal in entity.as_mcps()
        if proposal.aspect is not None
    }


def missing(expected: object, actual: object, path: str = "") -> list[str]:
    """Where a value lacks what is expected; it may have more, as computed by the server."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            place
            for name, member in expected.items()
            for place in missing(member, actual.get(name), f"{path}.{name}")
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [
            place
            for number, pair in enumerate(zip(expected, actual, strict=True))
            for place in missing(*pair, f"{path}[{number}]")
        ]
    return [] if expected == actual else [f"{path}: {expected!r} is {actual!r}"]


def entities() -> list[tuple[str, Entity]]:
    """One of each kind, with every property that it can have."""
    group = MLModelGroup(
        id="churn_models",
        platform="mlflow",
        name="Churn Models",
        custom_properties={"team": "growth"},
        training_jobs=[RUN],
        downstream_jobs=[JOB],
        **SHARED,
    )
    model = MLModel(
        id="churn_1",
        platform="mlflow",
        name="Churn 1",
        version="1",
        aliases=["champion"],
        training_metrics={"auc": "0.91", "f1": "0.8"},
        hyper_params={"depth": "6"},
        custom_properties={"team": "growth"},
        model_group=group.urn,
        training_jobs=[RUN],
        downstream_jobs=[JOB],
        **SHARED,
    )
    model.set_deployments(["urn:li:mlModelDeployment:(urn:li:dataPlatform:sagemaker,churn,PROD)"])
    parent = Container(
        ContainerKey(platform="mlflow", instance="lab"), display_name="Lab", parent_container=None
    )
    container = Container(
        ContainerKey(platform="mlflow", instance="experiment"),
        display_name="Churn Experiment",
        qualified_name="lab.churn",
        subtype="ML Experiment",
        extra_properties={"team": "growth"},
        parent_container=parent,
        **SHARED,
    )
    source = Dataset(platform="s3", name="lake/raw", schema=[("a", "int")])
    dataset = Dataset(
        platform="s3",
        name="lake/churn",
        display_name="Churn",
        qualified_name="lake.churn",
        custom_properties={"team": "growth"},
        subtype="Table",
        parent_container=container,
        schema=[("id", "int", "the id"), ("label", "boolean")],
        upstreams=[str(source.urn)],
        **SHARED,
    )
    return [
        ("model group", group),
        ("model", model),
        ("parent container", parent),
        ("container", container),
        ("source data set", source),
        ("data set", dataset),
    ]


def define_property(client: DataHubClient) -> None:
    """Define the structured property that the entities carry."""
    kinds = ["mlModel", "mlModelGroup", "container", "dataset"]
    client._graph.emit(  # noqa: SLF001  (the SDK has no other way to one aspect)
        MetadataChangeProposalWrapper(
            entityUrn=RETENTION,
            aspect=models.StructuredPropertyDefinitionClass(
                qualifiedName="retention",
                valueType="urn:li:dataType:datahub.number",
                entityTypes=[f"urn:li:entityType:datahub.{kind}" for kind in kinds],
            ),
        )
    )


def round_trips(client: DataHubClient, checks: Checks) -> None:
    """Write all, read all."""
    for kind, entity in entities():
        checks.about(kind)
        written = aspects(entity)  # before anything is asked of the entity: that adds to it
        checks.raises(
            "get before", lambda e=entity: client.entities.get(e.urn), "ItemNotFoundError"
        )
        checks.equal("upsert", lambda e=entity: client.entities.upsert(e), None)
        expected = told(entity)
        for name, value in expected.items():
            checks.equal(
                f"reads back .{name}",
                lambda e=entity, n=name: told(client.entities.get(e.urn)).get(n),
                value,
            )
        checks.equal(
            "reads back every aspect",
            lambda e=entity, w=written: missing(w, aspects(client.entities.get(e.urn))),
            [],
        )
        checks.raises("create again", lambda e=entity: client.entities.create(e), "SdkUsageError")


def changes(client: DataHubClient, checks: Checks) -> None:
    """Change what is there, whole and by patches."""
    checks.about("changes")
    urn = MlModelUrn(platform="mlflow", name="churn_1")
    model = client.entities.get(urn)
    model.set_description("Better")
    model.add_tag(TagUrn("gold"))
    model.add_version_alias("challenger")
    model.set_custom_properties({"team": "ml"})
    # What the server computed must not be sent back: DataHub refuses it, and so does the server.
    checks.raises("update with isLatest", lambda: client.entities.update(model), "OperationalError")
    model._get_aspect(models.VersionPropertiesClass).isLatest = None  # noqa: SLF001  (no setter)
    checks.equal("update", lambda: client.entities.update(model), None)
    again = client.entities.get(urn)
    checks.equal("description", lambda: again.description, "Better")
    checks.equal(
        "tags", lambda: [str(tag.tag) for tag in again.tags], ["urn:li:tag:pii", "urn:li:tag:gold"]
    )
    checks.equal("aliases", lambda: again.version_aliases, ["champion", "challenger"])
    checks.equal("custom properties", lambda: again.custom_properties, {"team": "ml"})

    dataset = DatasetUrn("s3", "lake/churn")
    patch = (
        DatasetPatchBuilder(str(dataset))
        .add_custom_property("rows", "7")
        .remove_custom_property("team")
        .set_qualified_name("lake.churn2")
        .add_tag(models.TagAssociationClass(tag="urn:li:tag:gold"))
    )
    checks.equal("update by a patch", lambda: client.entities.update(patch), None)
    patched = client.entities.get(dataset)
    checks.equal("patched properties", lambda: patched.custom_properties, {"rows": "7"})
    checks.equal("patched name", lambda: patched.qualified_name, "lake.churn2")
    checks.equal("patched tags", lambda: len(patched.tags), 2)


def placement(client: DataHubClient, checks: Checks) -> None:
    """What is in a container, below it, of a kind, and where."""
    checks.about("placement")
    container = str(ContainerKey(platform="mlflow", instance="experiment").as_urn())
    parent = str(ContainerKey(platform="mlflow", instance="lab").as_urn())
    dataset = str(DatasetUrn("s3", "lake/churn"))

    def found(chosen: Filter) -> list[str]:
        return sorted(str(urn) for urn in client.search.get_urns(filter=chosen))

    f = FilterDsl
    checks.equal(
        "in it", lambda: found(f.container(parent, direct_descendants_only=True)), [container]
    )
    checks.equal("below it", lambda: found(f.container(parent)), sorted([container, dataset]))
    checks.equal("of a kind", lambda: found(f.entity_subtype("ML Experiment")), [container])
    checks.equal(
        "of a platform and environment",
        lambda: found(f.and_(f.platform("s3"), f.env("PROD"), f.entity_subtype("Table"))),
        [dataset],
    )
    checks.equal("owned", lambda: len(found(f.owner(str(OWNER)))), 4)
    checks.equal("tagged", lambda: len(found(f.tag(str(TAG)))), 4)
    checks.equal("termed", lambda: len(found(f.glossary_term(str(TERM)))), 4)
    checks.equal("in a domain", lambda: len(found(f.domain(str(DOMAIN)))), 4)


def deletions(client: DataHubClient, checks: Checks) -> None:
    """Hide one, delete another for good."""
    checks.about("deletions")
    graph = client._graph  # noqa: SLF001  (status and existence are asked of the graph)
    model = MlModelUrn(platform="mlflow", name="churn_1")
    source = DatasetUrn("s3", "lake/raw")
    checks.equal("soft", lambda: client.entities.delete(model), None)
    checks.holds("hidden", lambda: graph.get_aspect(str(model), models.StatusClass).removed)
    checks.holds("still there", lambda: graph.exists(str(model)))
    checks.fails("not found", lambda: model in client.search.get_urns())
    checks.equal("hard", lambda: client.entities.delete(source, hard=True), None)
    checks.fails("gone", lambda: graph.exists(str(source)))
    checks.raises("nothing left", lambda: client.entities.get(source), "ItemNotFoundError")
    checks.raises("twice", lambda: client.entities.delete(source), "SdkUsageError")


def creations(client: DataHubClient, checks: Checks) -> None:
    """Create what is not there yet."""
    checks.about("creation")
    fresh = MLModel(id="fresh", platform="mlflow", name="Fresh")
    checks.equal("create", lambda: client.entities.create(fresh), None)
    checks.equal("reads back", lambda: client.entities.get(fresh.urn).name, "Fresh")


def main(server: str) -> None:
    """Run everything and report."""
    warnings.simplefilter("ignore")
    client, checks = DataHubClient(server=server), Checks()
    define_property(client)
    round_trips(client, checks)
    placement(client, checks)
    changes(client, checks)
    deletions(client, checks)
    creations(client, checks)
    checks.report()


if __name__ == "__main__":
    main(sys.argv[1])
