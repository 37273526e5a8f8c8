"""What documents contribute to the graph and to the search index."""

from __future__ import annotations

from typing import Any

import pytest

from mldh_graphql.server.aspects import annotations
from mldh_graphql.server.aspects.annotations import edge_rules, search_rules
from mldh_graphql.server.records import Edge, edges, search_fields
from mldh_graphql.server.registry import aspect_record, entity_spec, entity_specs

_DATASET = "urn:li:dataset:(urn:li:dataPlatform:s3,a,PROD)"
_RUN = "urn:li:dataProcessInstance:r"


_CATALOGUE: list[tuple[str, str, dict[str, Any], str, str, bool, bool]] = [
    ("mlModel", "mlModelProperties", {"trainingJobs": [_RUN]}, "TrainedBy", _RUN, True, True),
    ("mlModel", "mlModelProperties", {"downstreamJobs": [_RUN]}, "UsedBy", _RUN, True, False),
    (
        "mlModelGroup",
        "mlModelGroupProperties",
        {"trainingJobs": ["j"]},
        "TrainedBy",
        "j",
        True,
        True,
    ),
    ("mlModel", "mlModelProperties", {"groups": ["g"]}, "MemberOf", "g", True, False),
    ("mlModel", "mlModelProperties", {"mlFeatures": ["f"]}, "Consumes", "f", True, True),
    ("mlModel", "mlModelProperties", {"deployments": ["d"]}, "DeployedTo", "d", False, True),
    ("mlModel", "versionProperties", {"versionSet": "v"}, "VersionOf", "v", False, True),
    (
        "dataProcessInstance",
        "dataProcessInstanceInput",
        {"inputs": ["i"]},
        "Consumes",
        "i",
        False,
        True,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceOutput",
        {"outputs": ["o"]},
        "Produces",
        "o",
        False,
        True,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceInput",
        {"inputEdges": [{"destinationUrn": _DATASET}]},
        "DataProcessInstanceConsumes",
        _DATASET,
        True,
        True,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceOutput",
        {"outputEdges": [{"destinationUrn": _DATASET}]},
        "DataProcessInstanceProduces",
        _DATASET,
        True,
        False,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceRelationships",
        {"parentTemplate": "t"},
        "InstanceOf",
        "t",
        False,
        True,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceRelationships",
        {"parentInstance": "p"},
        "ChildOf",
        "p",
        False,
        True,
    ),
    (
        "dataProcessInstance",
        "dataProcessInstanceRelationships",
        {"upstreamInstances": ["u"]},
        "UpstreamOf",
        "u",
        False,
        True,
    ),
    ("mlModel", "container", {"container": "c"}, "IsPartOf", "c", False, True),
    (
        "dataset",
        "upstreamLineage",
        {"upstreams": [{"dataset": "d"}]},
        "DownstreamOf",
        "d",
        True,
        True,
    ),
    ("mlModel", "globalTags", {"tags": [{"tag": "t"}]}, "TaggedWith", "t", False, True),
    ("mlModel", "glossaryTerms", {"terms": [{"urn": "t"}]}, "TermedWith", "t", False, True),
    ("mlModel", "domains", {"domains": ["d"]}, "AssociatedWith", "d", False, True),
    ("mlFeature", "mlFeatureProperties", {"sources": ["s"]}, "DerivedFrom", "s", True, True),
    (
        "mlFeatureTable",
        "mlFeatureTableProperties",
        {"mlFeatures": ["f"]},
        "Contains",
        "f",
        False,
        True,
    ),
    (
        "mlFeatureTable",
        "mlFeatureTableProperties",
        {"mlPrimaryKeys": ["k"]},
        "KeyedBy",
        "k",
        False,
        True,
    ),
]


@pytest.mark.parametrize(
    ("entity_type", "aspect", "document", "relationship", "destination", "lineage", "upstream"),
    [pytest.param(*row, id=f"{row[0]}-{row[3]}") for row in _CATALOGUE],
)
def test_documents_have_edges(
    entity_type: str,
    aspect: str,
    document: dict[str, Any],
    relationship: str,
    destination: str,
    *,
    lineage: bool,
    upstream: bool,
) -> None:
    """Each row of DataHub's catalogue: name, lineage, and where the destination stands in it."""
    (edge,) = edges(entity_type, aspect, document)
    assert (edge.relationship, edge.destination) == (relationship, destination)
    assert (edge.lineage, edge.aspect) == (lineage, aspect)
    if lineage:
        assert edge.upstream is upstream


def test_an_owner_has_two_edges() -> None:
    """One to the owner, one to the kind of ownership."""
    owners = {"owners": [{"owner": "o", "type": "NONE", "typeUrn": "t"}]}
    assert {
        (edge.relationship, edge.destination) for edge in edges("mlModel", "ownership", owners)
    } == {
        ("OwnedBy", "o"),
        ("ownershipType", "t"),
    }


def test_edges_say_when_they_were_made() -> None:
    """Stamps and properties stand beside the destination."""
    edge = {
        "destinationUrn": _DATASET,
        "created": {"time": 1, "actor": "urn:li:corpuser:a"},
        "lastModified": {"time": 2, "actor": "urn:li:corpuser:b"},
        "properties": {"k": "v"},
    }
    document: dict[str, Any] = {"inputs": [], "inputEdges": [edge]}
    assert list(edges("dataProcessInstance", "dataProcessInstanceInput", document)) == [
        Edge(
            relationship="DataProcessInstanceConsumes",
            destination=_DATASET,
            aspect="dataProcessInstanceInput",
            lineage=True,
            created_ms=1,
            created_actor="urn:li:corpuser:a",
            updated_ms=2,
            updated_actor="urn:li:corpuser:b",
            properties={"k": "v"},
        )
    ]


def test_upstreams_say_it_in_their_audit_stamp() -> None:
    """The lineage of datasets has another name for the last change."""
    document: dict[str, Any] = {"upstreams": [{"dataset": _DATASET, "auditStamp": {"time": 2}}]}
    (edge,) = edges("dataset", "upstreamLineage", document)
    assert (edge.created_ms, edge.updated_ms, edge.updated_actor) == (None, 2, None)


def test_paths_lead_through_maps() -> None:
    """Every entry of a map is looked into, and lists in it too."""
    document: dict[str, Any] = {"m": {"a": [{"b": 1}, {"b": 2}], "c": [{"b": 3}]}}
    found = annotations._values(document, ("m", "*", "*", "b"), {})
    assert [value for value, _ in found] == [1, 2, 3]


def test_documents_without_urns_have_no_edges() -> None:
    """Absent, empty and wrong members are passed over."""
    document: dict[str, Any] = {"groups": [], "deployments": [5], "trainingJobs": "x"}
    assert list(edges("mlModel", "mlModelProperties", document)) == []


def test_outer_rules_replace_inner_ones() -> None:
    """The tags of a column are not the tags of its dataset."""
    document: dict[str, Any] = {
        "editableSchemaFieldInfo": [{"fieldPath": "c", "globalTags": {"tags": [{"tag": "t"}]}}]
    }
    (edge,) = edges("dataset", "editableSchemaMetadata", document)
    assert edge.relationship == "EditableSchemaFieldTaggedWith"


@pytest.mark.parametrize(
    ("aspect", "document", "fields"),
    [
        pytest.param(
            "mlModelProperties",
            {"name": "n", "customProperties": {"k": "v", "l": ""}},
            {"name": ["n"], "customProperties": ["k=v", "l="], "hasDescription": [False]},
            id="model",
        ),
        pytest.param(
            "versionProperties",
            {
                "versionSet": "v",
                "version": {"versionTag": "1"},
                "aliases": [{"versionTag": "a"}, {}],
                "sortId": "0001",
                "isLatest": True,
            },
            {
                "versionSet": ["v"],
                "version": ["1"],
                "aliases": ["a"],
                "versionSortId": ["0001"],
                "isLatest": [True],
            },
            id="version",
        ),
        pytest.param(
            "dataProcessInstanceInput",
            {"inputs": ["a", "b"]},
            {"inputs": ["a", "b"], "numInputs": [2]},
            id="counted",
        ),
        pytest.param("dataProcessInstanceInput", {}, {"numInputs": [0]}, id="counted-absent"),
        pytest.param(
            "globalTags", {"tags": [{"tag": "t"}]}, {"tags": ["t"], "hasTags": [True]}, id="tags"
        ),
        pytest.param("subTypes", {"typeNames": ["X"]}, {"typeNames": ["X"]}, id="subtypes"),
        pytest.param("status", {"removed": True}, {"removed": [True]}, id="removed"),
        pytest.param("dataPlatformInstance", {"platform": "p"}, {"platform": ["p"]}, id="platform"),
        pytest.param(
            "container",
            {"container": "c"},
            {"container": ["c"], "hasContainer": [True]},
            id="container",
        ),
        pytest.param(
            "mlModelKey",
            {"name": "m", "origin": "PROD"},
            {"id": ["m"], "origin": ["PROD"]},
            id="key",
        ),
        pytest.param(
            "ownership",
            {"owners": [{"owner": "o"}], "ownerTypes": {"t": ["o"]}},
            {"owners": ["o"], "hasOwners": [True], "ownerTypes": ["t"]},
            id="owners",
        ),
        pytest.param(
            "domains", {"domains": ["d"]}, {"domains": ["d"], "hasDomain": [True]}, id="domains"
        ),
        pytest.param(
            "editableMlModelProperties",
            {"description": "d"},
            {"editedDescription": ["d"], "hasDescription": [True]},
            id="edited",
        ),
    ],
)
def test_documents_fill_search_fields(
    aspect: str, document: dict[str, Any], fields: dict[str, list[Any]]
) -> None:
    """Under the names that filters use."""
    assert search_fields("mlModel", aspect, document) == fields


def test_every_rule_leads_somewhere() -> None:
    """The paths of all rules exist, and edges lead to entity types that exist, or will."""
    names = {spec.name for spec in entity_specs()}
    for spec in entity_specs():
        for aspect in (spec.key_aspect, *spec.aspects):
            record = aspect_record(aspect)
            for edge in edge_rules(record):
                assert edge.path[0] in record.fields
                assert edge.destinations & names, (aspect, edge)
            for search in search_rules(record):
                assert search.path[0] in record.fields


def test_nested_records_that_repeat_do_not_loop() -> None:
    """Some records hold themselves."""
    spec = entity_spec("dataset")
    assert spec is not None
    assert all(isinstance(search_rules(aspect_record(aspect)), tuple) for aspect in spec.aspects)
