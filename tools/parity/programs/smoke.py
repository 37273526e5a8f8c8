"""Searching, lineage and the graph client of acryl-datahub. Runs in its environment.

The store must hold what ``tutorial.py`` writes.

    python smoke.py http://127.0.0.1:8080
"""

from __future__ import annotations

import sys
import warnings
from datetime import timedelta
from typing import TYPE_CHECKING

import datahub.metadata.schema_classes as models
from checks import Checks
from datahub.emitter.mcp import MetadataChangeProposalWrapper
from datahub.emitter.rest_emitter import EmitMode
from datahub.ingestion.graph.filters import RemovedStatusFilter
from datahub.sdk import DataHubClient, FilterDsl
from datahub.utilities.server_config_util import ServiceFeature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from datahub.ingestion.graph.client import DataHubGraph

MLFLOW = "urn:li:dataPlatform:mlflow"
GROUP = f"urn:li:mlModelGroup:({MLFLOW},airline_forecast_models_group,PROD)"
SIMPLE_GROUP = f"urn:li:mlModelGroup:({MLFLOW},airline_forecast_models_group_simple,PROD)"
MODEL = f"urn:li:mlModel:({MLFLOW},arima_model,PROD)"
SIMPLE_MODEL = f"urn:li:mlModel:({MLFLOW},arima_model_simple,PROD)"
EXPERIMENT = "urn:li:container:airline_forecast_experiment"
SIMPLE_EXPERIMENT = "urn:li:container:airline_forecast_experiment_simple"
RUN = "urn:li:dataProcessInstance:simple_training_run_4"
SIMPLE_RUN = "urn:li:dataProcessInstance:simple_training_run"
SOURCE = "urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_input,PROD)"
RESULT = "urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_output,PROD)"
NOWHERE = "urn:li:dataset:(urn:li:dataPlatform:snowflake,nowhere,PROD)"
DERIVED = "urn:li:dataset:(urn:li:dataPlatform:snowflake,derived,PROD)"
LAST = "urn:li:dataset:(urn:li:dataPlatform:snowflake,last,PROD)"


def texts(things: Iterable[object]) -> list[str]:
    """Things as sorted texts."""
    return sorted(str(thing) for thing in things)


def servers(graph: DataHubGraph, checks: Checks) -> None:
    """What the server says about itself."""
    checks.about("server")
    checks.equal("test_connection", graph.test_connection, None)
    config = graph.server_config
    checks.equal("get_config", lambda: graph.get_config()["noCode"], "true")
    features = ("NO_CODE", "STATEFUL_INGESTION", "IMPACT_ANALYSIS", "PATCH_CAPABLE", "OPEN_API_SDK")
    checks.equal(
        "supports_feature",
        lambda: [config.supports_feature(ServiceFeature[name]) for name in features],
        [True] * len(features),
    )
    checks.fails("is_datahub_cloud", lambda: config.is_datahub_cloud)
    specs = graph.get_entity_aspect_specs()
    checks.equal(
        "get_entity_aspect_specs",
        lambda: [
            specs.supports("mlModel", "versionProperties"),
            specs.supports("mlModelGroup", "versionProperties"),
            specs.supports("dataProcessInstance", "mlTrainingRunProperties"),
        ],
        [True, False, True],
    )


def reads(graph: DataHubGraph, checks: Checks) -> None:
    """Aspects and entities."""
    checks.about("reads")
    checks.equal(
        "exists", lambda: [graph.exists(urn) for urn in (MODEL, RUN, NOWHERE)], [True, True, False]
    )
    checks.equal(
        "get_aspect",
        lambda: graph.get_aspect(RUN, models.MLTrainingRunPropertiesClass).outputUrls,
        ["s3://my-bucket/output"],
    )
    checks.equal("get_aspect, absent", lambda: graph.get_aspect(RUN, models.OwnershipClass), None)
    checks.equal(
        "get_aspect, an older version",
        lambda: graph.get_aspect(MODEL, models.MLModelPropertiesClass, version=1).groups,
        None,
    )
    checks.equal(
        "get_aspect, the latest version",
        lambda: graph.get_aspect(MODEL, models.MLModelPropertiesClass).groups,
        [GROUP],
    )
    for name in ("get_tags", "get_ownership", "get_domain", "get_glossary_terms"):
        checks.equal(name, lambda n=name: getattr(graph, n)(MODEL), None)
    checks.equal(
        "get_dataset_properties",
        lambda: graph.get_dataset_properties(SOURCE).name,
        "Iris Training Input",
    )
    checks.equal(
        "get_entity_semityped",
        lambda: sorted(graph.get_entity_semityped(RUN)),
        [
            "container",
            "dataProcessInstanceInput",
            "dataProcessInstanceKey",
            "dataProcessInstanceOutput",
            "dataProcessInstanceProperties",
            "mlTrainingRunProperties",
            "subTypes",
        ],
    )
    checks.equal(
        "get_entity_semityped, projected",
        lambda: sorted(graph.get_entity_semityped(RUN, ["subTypes"])),
        ["dataProcessInstanceKey", "subTypes"],
    )
    checks.equal(
        "get_entity_semityped, absent",
        lambda: [*graph.get_entity_semityped(NOWHERE)],
        ["datasetKey"],
    )
    checks.equal(
        "get_entity_as_mcps",
        lambda: {one.systemMetadata is not None for one in graph.get_entity_as_mcps(MODEL)},
        {True},
    )
    checks.equal(
        "get_entities",
        lambda: {
            urn: aspects["mlModelProperties"][0].name
            for urn, aspects in graph.get_entities(
                "mlModel", [MODEL, NOWHERE], ["mlModelProperties"], with_system_metadata=True
            ).items()
        },
        {MODEL: "ARIMA Model"},
    )
    checks.equal(
        "get_entities_v2",
        lambda: graph.get_entities_v2("mlModel", [MODEL], ["mlModelProperties"])[MODEL][
            "mlModelProperties"
        ]["value"]["name"],
        "ARIMA Model",
    )
    checks.equal("get_aspect_counts", lambda: graph.get_aspect_counts("mlModelKey"), 2)
    checks.equal(
        "get_aspect_counts, of some",
        lambda: graph.get_aspect_counts("mlModelKey", "%simple%"),
        1,
    )


def timeseries(graph: DataHubGraph, checks: Checks) -> None:
    """Run events."""
    checks.about("run events")
    event = models.DataProcessInstanceRunEventClass
    checks.equal(
        "get_timeseries_values",
        lambda: [
            (one.timestampMillis, one.status)
            for one in graph.get_timeseries_values(RUN, event, filter={}, limit=10)
        ],
        [(1628580001000, "COMPLETE"), (1628580000000, "STARTED")],
    )
    checks.equal(
        "get_timeseries_values, limited",
        lambda: len(graph.get_timeseries_values(RUN, event, filter={}, limit=1)),
        1,
    )
    checks.equal(
        "get_latest_timeseries_value",
        lambda: graph.get_latest_timeseries_value(RUN, event, {"status": "STARTED"}).attempt,
        1,
    )
    checks.equal(
        "get_latest_timeseries_value, none",
        lambda: graph.get_latest_timeseries_value(RUN, event, {"status": "OTHER"}),
        None,
    )


def searches(client: DataHubClient, graph: DataHubGraph, checks: Checks) -> None:
    """Search, listings and scrolls."""
    checks.about("search")
    f = FilterDsl
    checks.equal(
        "search.get_urns",
        lambda: texts(client.search.get_urns("arima")),
        texts((MODEL, SIMPLE_MODEL)),
    )
    checks.equal(
        "search.get_urns by type",
        lambda: texts(client.search.get_urns(filter=f.entity_type("dataProcessInstance"))),
        texts((SIMPLE_RUN, RUN)),
    )
    checks.equal(
        "search.get_urns by platform and property",
        lambda: texts(
            client.search.get_urns(
                filter=f.and_(f.platform("mlflow"), f.has_custom_property("team", "forecasting"))
            )
        ),
        texts((EXPERIMENT, MODEL)),
    )
    checks.equal(
        "get_urns_by_filter",
        lambda: texts(graph.get_urns_by_filter(entity_types=["mlModel"], batch_size=1)),
        texts((MODEL, SIMPLE_MODEL)),
    )
    checks.equal(
        "get_urns_by_filter, sorted",
        lambda: [*graph.get_urns_by_filter(entity_types=["dataset"], sort_by="urn")][:2],
        [SOURCE, RESULT],
    )
    checks.equal(
        "list_all_entity_urns",
        lambda: graph.list_all_entity_urns("mlModelGroup", 0, 10),
        [GROUP, SIMPLE_GROUP],
    )
    checks.equal(
        "get_search_results",
        lambda: graph.get_search_results(0, 10, "container")["value"]["numEntities"],
        2,
    )
    checks.equal("get_domain_urn_by_name", lambda: graph.get_domain_urn_by_name("none"), None)
    page = graph.scroll_entities(entity_names=["mlModel"], aspects=["mlModelProperties"], count=1)
    more = graph.scroll_entities(entity_names=["mlModel"], count=1, scroll_id=page.scroll_id)
    checks.equal(
        "scroll_entities",
        lambda: ([*page.entities], [*page.entities[MODEL]], page.total_count),
        ([MODEL], ["mlModelProperties"], 2),
    )
    checks.equal(
        "scroll_entities, the next page",
        lambda: (more.entities, more.scroll_id),
        ({SIMPLE_MODEL: {}}, None),
    )


def graphs(client: DataHubClient, graph: DataHubGraph, checks: Checks) -> None:
    """Relationships and lineage."""
    checks.about("graph")
    incoming, outgoing = graph.RelationshipDirection.INCOMING, graph.RelationshipDirection.OUTGOING
    checks.equal(
        "get_related_entities",
        lambda: [
            (one.relationship_type, one.urn)
            for one in graph.get_related_entities(MODEL, ["MemberOf", "TrainedBy"], outgoing)
        ],
        [("MemberOf", GROUP), ("TrainedBy", RUN)],
    )
    checks.equal(
        "get_related_entities, incoming",
        lambda: [one.urn for one in graph.get_related_entities(EXPERIMENT, ["IsPartOf"], incoming)],
        [RUN],
    )
    checks.equal(
        "scroll_relationships",
        lambda: [
            (one.source_urn, one.destination_urn)
            for one in graph.scroll_relationships(relationship_types=["MemberOf"]).relationships
        ],
        [(MODEL, GROUP)],
    )
    checks.equal(
        "scroll_relationships of an entity",
        lambda: sorted(
            one.relationship_type
            for one in graph.scroll_relationships(source_urns=[RUN], count=50).relationships
        ),
        ["DataProcessInstanceConsumes", "DataProcessInstanceProduces", "IsPartOf"],
    )
    checks.equal(
        "scroll_lineage",
        lambda: [
            (one.upstream_urn, one.downstream_urn)
            for one in graph.scroll_lineage(
                urns=[RUN], direction=graph.LineageDirection.UPSTREAM
            ).relationships
        ],
        [(SOURCE, RUN)],
    )

    def lineage(urn: str, direction: str, hops: int, *types: str) -> list[tuple[int, str]]:
        chosen = FilterDsl.entity_type([*types]) if types else None
        found = client.lineage.get_lineage(
            source_urn=urn, direction=direction, max_hops=hops, filter=chosen
        )
        return sorted((one.hops, one.urn) for one in found)

    run = "dataProcessInstance"
    checks.equal(
        "lineage.get_lineage: the default types have no runs, as in DataHub",
        lambda: lineage(MODEL, "upstream", 2),
        [(2, SOURCE)],
    )
    checks.equal("of one hop", lambda: lineage(MODEL, "upstream", 1, run), [(1, RUN)])
    checks.equal(
        "of three hops",
        lambda: lineage(SOURCE, "downstream", 3, run, "mlModel", "mlModelGroup", "dataset"),
        sorted([(1, RUN), (2, MODEL), (2, GROUP), (2, RESULT)]),
    )
    for urn in (DERIVED, LAST):
        graph.emit(
            MetadataChangeProposalWrapper(entityUrn=urn, aspect=models.StatusClass(removed=False))
        )
    checks.equal(
        "lineage.add_lineage",
        lambda: client.lineage.add_lineage(upstream=RESULT, downstream=DERIVED),
        None,
    )
    client.lineage.add_lineage(upstream=DERIVED, downstream=LAST)
    checks.equal(
        "upstream of what was added",
        lambda: lineage(LAST, "upstream", 3),
        [(1, DERIVED), (2, RESULT), (4, SOURCE)],
    )
    checks.equal("two hops", lambda: lineage(LAST, "upstream", 2), [(1, DERIVED), (2, RESULT)])


def graphql(graph: DataHubGraph, checks: Checks) -> None:
    """GraphQL."""
    checks.about("GraphQL")
    document = "query name($urn: String!) { mlModel(urn: $urn) { properties { name } } }"
    checks.equal(
        "execute_graphql",
        lambda: graph.execute_graphql(document, {"urn": MODEL}, operation_name="name"),
        {"mlModel": {"properties": {"name": "ARIMA Model"}}},
    )
    checks.raises("with an error", lambda: graph.execute_graphql("{ nothing }"), "GraphError")
    checks.equal(
        "without what the server lacks",
        lambda: graph.execute_graphql(
            "{ me { corpUser { urn } nothing } }", strip_unsupported_fields=True
        ),
        {"me": {"corpUser": {"urn": "urn:li:corpuser:__datahub_system"}}},
    )
    checks.equal("create_tag", lambda: graph.create_tag("smoke"), "urn:li:tag:smoke")


def writes(graph: DataHubGraph, checks: Checks) -> None:
    """Modes of writing, deletion, references."""
    checks.about("writes")
    description = MetadataChangeProposalWrapper(
        entityUrn=SOURCE, aspect=models.EditableDatasetPropertiesClass(description="Edited")
    )
    for mode in EmitMode:
        checks.holds(
            f"emit_mcps {mode.name}",
            lambda m=mode: (
                graph.emit_mcps([description], emit_mode=m, wait_timeout=timedelta(seconds=5))
                is not None
            ),
        )
    checks.equal("emit_all", lambda: graph.emit_all([description]), None)
    tagged = MetadataChangeProposalWrapper(
        entityUrn=SOURCE,
        aspect=models.GlobalTagsClass(tags=[models.TagAssociationClass(tag="urn:li:tag:smoke")]),
    )
    graph.emit(tagged)
    checks.equal(
        "delete_references_to_urn, dry run",
        lambda: graph.delete_references_to_urn("urn:li:tag:smoke", dry_run=True),
        (1, [{"relationship": "TaggedWith", "entity": SOURCE, "aspect": "globalTags"}]),
    )
    checks.equal(
        "delete_references_to_urn",
        lambda: graph.delete_references_to_urn("urn:li:tag:smoke")[0],
        1,
    )
    checks.equal("and they are gone", lambda: graph.get_tags(SOURCE).tags, [])
    checks.equal("soft_delete_entity", lambda: graph.soft_delete_entity(DERIVED), None)
    checks.equal(
        "what is hidden",
        lambda: [*graph.get_urns_by_filter(status=RemovedStatusFilter.ONLY_SOFT_DELETED)],
        [DERIVED],
    )
    checks.equal(
        "set_soft_delete_status", lambda: graph.set_soft_delete_status(DERIVED, delete=False), None
    )
    checks.equal(
        "hard_delete_timeseries_aspect",
        lambda: graph.hard_delete_timeseries_aspect(
            SIMPLE_RUN, "dataProcessInstanceRunEvent", None, None
        ),
        1,
    )
    checks.equal("hard_delete_entity", lambda: graph.hard_delete_entity(RUN), (7, 2))
    checks.fails("and it is gone", lambda: graph.exists(RUN))
    checks.equal("restore_indices", lambda: graph.restore_indices(urn_pattern=MODEL), None)


def main(server: str) -> None:
    """Run everything and report."""
    warnings.simplefilter("ignore")
    client, checks = DataHubClient(server=server), Checks()
    graph = client._graph  # noqa: SLF001  (the graph client is what is checked)
    servers(graph, checks)
    reads(graph, checks)
    timeseries(graph, checks)
    searches(client, graph, checks)
    graphs(client, graph, checks)
    graphql(graph, checks)
    writes(graph, checks)
    checks.report()


if __name__ == "__main__":
    main(sys.argv[1])
