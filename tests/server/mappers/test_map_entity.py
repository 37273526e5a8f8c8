"""Entities beside models, groups, containers, runs and datasets, and the rarer aspects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, build_schema

from mldh_graphql.server.exceptions import (
    ArrayIndexOutOfBoundsException,
    IllegalArgumentException,
    NullPointerException,
    TemplateOutputCastException,
)
from mldh_graphql.server.mappers import Stub, map_entity
from mldh_graphql.server.stored import StoredAspect
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

SCHEMA = build_schema(
    (Path(__file__).parents[3] / "mldh_graphql" / "schema.graphql").read_text("utf-8")
)
RESOLVERS = {"aspects", "browsePaths", "exists", "lineage", "privileges", "relationships"}
MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"
DATASET = "urn:li:dataset:(urn:li:dataPlatform:s3,d,PROD)"
STAMP: JsonObject = {"time": 5, "actor": "urn:li:corpuser:a"}
MAPPED_STAMP = {"time": 5, "actor": "urn:li:corpuser:a"}
USER = Stub("CorpUser", "urn:li:corpuser:a")


def mapped(urn: str, /, **aspects: JsonObject) -> dict[str, Any]:
    """Map an entity with these aspects."""
    stored = {
        name: StoredAspect(value, 1, {}, 1_700_000_000_000, "urn:li:corpuser:writer")
        for name, value in aspects.items()
    }
    return dict(map_entity(Urn.parse(urn), stored))


ENTITIES = [
    pytest.param(
        "urn:li:tag:pii",
        {"tagProperties": {"name": "PII", "description": "d", "colorHex": "#f00"}},
        {
            "name": "pii",
            "description": "d",
            "properties": {"name": "PII", "description": "d", "colorHex": "#f00"},
        },
        id="tag",
    ),
    pytest.param(
        "urn:li:glossaryTerm:a.b",
        {
            "glossaryTermKey": {"name": "a.b"},
            "glossaryTermInfo": {"definition": "x", "termSource": "INTERNAL"},
        },
        {
            "name": "b",
            "hierarchicalName": "a.b",
            "properties": {
                "name": "b",
                "description": "x",
                "definition": "x",
                "termSource": "INTERNAL",
                "sourceRef": None,
                "sourceUrl": None,
                "rawSchema": None,
                "customProperties": None,
                "createdOn": {
                    "time": 1_700_000_000_000,
                    "actor": Stub("CorpUser", "urn:li:corpuser:writer"),
                },
            },
        },
        id="glossaryTerm",
    ),
    pytest.param(
        "urn:li:glossaryNode:n",
        {"glossaryNodeInfo": {"definition": "x"}},
        {"properties": {"name": "n", "description": "x"}},
        id="glossaryNode",
    ),
    pytest.param(
        "urn:li:domain:d",
        {"domainProperties": {"name": "D", "created": STAMP}},
        {
            "id": "d",
            "properties": {
                "name": "D",
                "description": None,
                "customProperties": None,
                "createdOn": {"time": 5, "actor": USER},
            },
        },
        id="domain",
    ),
    pytest.param(
        "urn:li:corpGroup:g",
        {
            "corpGroupInfo": {"displayName": "G", "admins": [], "members": [], "groups": []},
            "corpGroupEditableInfo": {"email": "g@x"},
        },
        {
            "name": "g",
            "properties": {"description": None, "displayName": "G", "email": None, "slack": None},
            "info": {"description": None, "displayName": "G", "email": None},
            "editableProperties": {
                "description": None,
                "email": "g@x",
                "pictureLink": None,
                "slack": None,
            },
        },
        id="corpGroup",
    ),
    pytest.param(
        "urn:li:dataPlatform:mlflow",
        {
            "dataPlatformInfo": {
                "name": "mlflow",
                "type": "OTHERS",
                "datasetNameDelimiter": ".",
                "displayName": "MLflow",
                "logical": True,
            }
        },
        {
            "name": "mlflow",
            "properties": {
                "type": "OTHERS",
                "displayName": "MLflow",
                "datasetNameDelimiter": ".",
                "logoUrl": None,
                "logical": True,
            },
        },
        id="dataPlatform",
    ),
    pytest.param(
        "urn:li:dataPlatformInstance:(urn:li:dataPlatform:mlflow,prod)",
        {"dataPlatformInstanceProperties": {"name": "P", "customProperties": {"k": "v"}}},
        {
            "platform": Stub(
                "DataPlatform", "urn:li:dataPlatform:mlflow", {"type": "DATA_PLATFORM"}
            ),
            "instanceId": "prod",
            "properties": {
                "name": "P",
                "description": None,
                "externalUrl": None,
                "customProperties": [
                    {
                        "key": "k",
                        "value": "v",
                        "associatedUrn": (
                            "urn:li:dataPlatformInstance:(urn:li:dataPlatform:mlflow,prod)"
                        ),
                    }
                ],
            },
        },
        id="dataPlatformInstance",
    ),
    pytest.param(
        "urn:li:ownershipType:__system__technical_owner",
        {"ownershipTypeInfo": {"name": "T", "created": STAMP, "lastModified": STAMP}},
        {
            "info": {
                "name": "T",
                "description": None,
                "created": MAPPED_STAMP,
                "lastModified": MAPPED_STAMP,
            }
        },
        id="ownershipType",
    ),
    pytest.param(
        "urn:li:structuredProperty:p",
        {
            "propertyDefinition": {
                "qualifiedName": "p",
                "valueType": "urn:li:dataType:datahub.number",
                "entityTypes": ["urn:li:entityType:datahub.mlModel"],
                "allowedValues": [{"value": {"double": 2.5}, "description": "half"}],
                "cardinality": "MULTIPLE",
                "created": STAMP,
            },
            "structuredPropertySettings": {"isHidden": True},
        },
        {
            "definition": {
                "qualifiedName": "p",
                "displayName": None,
                "description": None,
                "cardinality": "MULTIPLE",
                "immutable": False,
                "valueType": Stub(
                    "DataTypeEntity", "urn:li:dataType:datahub.number", {"type": "DATA_TYPE"}
                ),
                "entityTypes": [
                    Stub(
                        "EntityTypeEntity",
                        "urn:li:entityType:datahub.mlModel",
                        {"type": "ENTITY_TYPE"},
                    )
                ],
                "allowedValues": [
                    {
                        "value": {"__typename": "NumberValue", "numberValue": 2.5},
                        "description": "half",
                    }
                ],
                "created": {"time": 5, "actor": USER},
                "lastModified": None,
            },
            "settings": {
                "hideInAssetSummaryWhenEmpty": False,
                "isHidden": True,
                "showAsAssetBadge": False,
                "showInAssetSummary": False,
                "showInColumnsTable": False,
                "showInSearchFilters": False,
            },
        },
        id="structuredProperty",
    ),
    pytest.param(
        "urn:li:dataJob:(urn:li:dataFlow:(airflow,f,PROD),j)",
        {"dataJobInfo": {"name": "J", "type": {"string": "x"}}},
        {
            "jobId": "j",
            "dataFlow": Stub("DataFlow", "urn:li:dataFlow:(airflow,f,PROD)"),
            "properties": {
                "name": "J",
                "description": None,
                "externalUrl": None,
                "customProperties": None,
            },
        },
        id="dataJob",
    ),
    pytest.param(
        "urn:li:dataFlow:(airflow,f,PROD)",
        {"dataFlowInfo": {"name": "F", "project": "p"}},
        {
            "orchestrator": "airflow",
            "flowId": "f",
            "cluster": "PROD",
            "platform": Stub(
                "DataPlatform", "urn:li:dataPlatform:airflow", {"type": "DATA_PLATFORM"}
            ),
            "properties": {
                "name": "F",
                "project": "p",
                "description": None,
                "externalUrl": None,
                "customProperties": None,
            },
        },
        id="dataFlow",
    ),
    pytest.param(
        "urn:li:mlFeature:(ns,f)",
        {"mlFeatureProperties": {"description": "d"}},
        {"featureNamespace": "ns", "name": "f", "description": "d"},
        id="mlFeature",
    ),
    pytest.param(
        "urn:li:mlPrimaryKey:(ns,k)",
        {"mlPrimaryKeyProperties": {"description": "d", "sources": []}},
        {"featureNamespace": "ns", "name": "k", "description": "d"},
        id="mlPrimaryKey",
    ),
    pytest.param(
        "urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,t)",
        {"mlFeatureTableProperties": {"description": "d"}},
        {
            "platform": Stub("DataPlatform", "urn:li:dataPlatform:feast"),
            "name": "t",
            "description": "d",
        },
        id="mlFeatureTable",
    ),
    pytest.param(
        "urn:li:application:a",
        {"applicationProperties": {"name": "A"}},
        {
            "properties": {
                "name": "A",
                "description": None,
                "externalUrl": None,
                "customProperties": None,
            }
        },
        id="application",
    ),
    pytest.param(
        "urn:li:assertion:a",
        {"dataPlatformInstance": {"platform": "urn:li:dataPlatform:gx"}},
        {"platform": Stub("DataPlatform", "urn:li:dataPlatform:gx")},
        id="assertion",
    ),
    pytest.param(
        f"urn:li:schemaField:({DATASET},id)",
        {},
        {"parent": Stub("Dataset", DATASET, {"type": "DATASET"}), "fieldPath": "id"},
        id="schemaField",
    ),
    pytest.param(
        "urn:li:chart:(looker,c)",
        {"chartInfo": {"title": "C", "description": "d", "lastModified": {}}},
        {
            "tool": "looker",
            "chartId": "c",
            "properties": {"name": "C", "description": "d", "externalUrl": None},
        },
        id="chart",
    ),
    pytest.param(
        "urn:li:role:r",
        {"roleProperties": {"name": "R", "type": "READ"}},
        {
            "id": "r",
            "isAssignedToMe": False,
            "properties": {"name": "R", "description": None, "type": "READ", "requestUrl": None},
        },
        id="role",
    ),
    pytest.param(
        "urn:li:test:t",
        {"testInfo": {"name": "T", "category": "c", "definition": {"type": "JSON"}}},
        {"name": "T", "category": "c", "description": None},
        id="test",
    ),
]


@pytest.mark.parametrize(("urn", "aspects", "expected"), ENTITIES)
def test_an_entity_shows_its_key_and_its_properties(
    urn: str, aspects: dict[str, JsonObject], expected: dict[str, Any]
) -> None:
    """The key's parts and the aspects stand where the schema has them."""
    entity = mapped(urn, **aspects)

    assert {name: entity[name] for name in expected} == expected
    assert entity["urn"] == urn


@pytest.mark.parametrize(("urn", "aspects", "expected"), ENTITIES)
def test_an_entity_fills_the_fields_of_its_type(
    urn: str, aspects: dict[str, JsonObject], expected: dict[str, Any]
) -> None:
    """Every field of the schema is there, and none that must not be null is null."""
    del expected
    entity = mapped(urn, **aspects)
    graphql_type = SCHEMA.get_type(entity["__typename"])
    assert isinstance(graphql_type, GraphQLObjectType)

    assert set(graphql_type.fields) - RESOLVERS <= entity.keys()
    for name, schema_field in graphql_type.fields.items():
        if isinstance(schema_field.type, GraphQLNonNull):
            assert entity[name] is not None


def test_a_user_is_known_by_two_aspects() -> None:
    """The person stands in properties and in the older info; custom properties in one only."""
    user = mapped(
        "urn:li:corpuser:a",
        corpUserInfo={
            "active": True,
            "displayName": "A",
            "departmentId": 7,
            "managerUrn": "urn:li:corpuser:boss",
            "customProperties": {"k": "v"},
        },
        corpUserEditableInfo={"title": "T"},
        corpUserStatus={"status": "ACTIVE", "lastModified": STAMP},
        corpUserCredentials={"salt": "s", "hashedPassword": "h"},
    )

    assert user["username"] == "a"
    assert user["properties"]["manager"] == Stub("CorpUser", "urn:li:corpuser:boss")
    assert user["properties"]["departmentId"] == 7
    assert user["properties"]["customProperties"] == [
        {"key": "k", "value": "v", "associatedUrn": "urn:li:corpuser:a"}
    ]
    assert user["info"] == {**user["properties"], "customProperties": None}
    assert user["editableProperties"]["title"] == "T"
    assert (user["status"], user["isNativeUser"]) == ("ACTIVE", True)


@pytest.mark.parametrize(
    "urn",
    [
        "urn:li:tag:x",
        "urn:li:glossaryTerm:x",
        "urn:li:glossaryNode:x",
        "urn:li:domain:x",
        "urn:li:corpuser:x",
        "urn:li:corpGroup:x",
        "urn:li:dataPlatform:x",
        "urn:li:dataPlatformInstance:(urn:li:dataPlatform:x,y)",
        "urn:li:ownershipType:x",
        "urn:li:dataJob:(urn:li:dataFlow:(a,b,c),d)",
        "urn:li:dataFlow:(a,b,c)",
        "urn:li:application:x",
        "urn:li:chart:(a,b)",
        "urn:li:assertion:x",
        "urn:li:form:x",
        "urn:li:restricted:x",
        "urn:li:versionSet:(a,mlModel)",
        "urn:li:dataProcessInstance:x",
        "urn:li:container:x",
        MODEL,
        DATASET,
    ],
)
def test_an_entity_that_does_not_exist_is_an_object_of_nulls(urn: str) -> None:
    """What the URN tells is there, properties are null."""
    entity = mapped(urn)

    assert entity["urn"] == urn
    assert entity.get("properties") is None


def test_a_term_whose_key_was_never_written_has_no_time_of_creation() -> None:
    """The key aspect's first write is when the term was created."""
    term = mapped(
        "urn:li:glossaryTerm:a",
        glossaryTermInfo={"definition": "x", "termSource": "INTERNAL", "name": "A"},
    )

    assert (term["properties"]["name"], term["properties"]["createdOn"]) == ("A", None)


def test_a_deleted_structured_property_reads_as_one_without_a_name() -> None:
    """Entities that still have its values can be read."""
    definition = mapped("urn:li:structuredProperty:gone")["definition"]

    assert (definition["qualifiedName"], definition["cardinality"]) == ("", "SINGLE")
    assert definition["immutable"] is True


@pytest.mark.parametrize(
    ("urn", "error"),
    [
        pytest.param("urn:li:mlModel:(a,b)", IllegalArgumentException, id="too few parts"),
        pytest.param(MODEL.replace("PROD", "prod"), IllegalArgumentException, id="environment"),
        pytest.param("urn:li:mlModel:(mlflow,m,PROD)", TemplateOutputCastException, id="platform"),
        pytest.param("urn:li:mlModelDeployment:(a,b,c)", IllegalArgumentException, id="no type"),
        pytest.param("urn:li:glossaryTerm:..", ArrayIndexOutOfBoundsException, id="dots"),
    ],
)
def test_a_urn_that_datahub_cannot_map_fails(urn: str, error: type[Exception]) -> None:
    """The exception is the one that DataHub throws."""
    with pytest.raises(error):
        mapped(urn)


def test_a_part_count_that_does_not_fit_is_told_as_datahub_tells_it() -> None:
    """The message names the URN."""
    with pytest.raises(IllegalArgumentException) as failure:
        mapped("urn:li:mlModel:(a,b)")

    assert failure.value.message == (
        "Failed to convert urn to entity key: urns parts and key fields do not have same length "
        "for urn:li:mlModel:(a,b)"
    )


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        pytest.param({"costId": 0.1}, {"costId": 0.1, "costCode": None}, id="number"),
        pytest.param({"costCode": "c"}, {"costId": None, "costCode": "c"}, id="code"),
        pytest.param(
            {"fieldDiscriminator": "costCode", "costId": 1.0, "costCode": "c"},
            {"costId": None, "costCode": "c"},
            id="discriminator",
        ),
        pytest.param({"costId": 16777217}, {"costId": 16777216.0, "costCode": None}, id="single"),
        pytest.param({"costId": 1e300}, {"costId": float("inf"), "costCode": None}, id="too large"),
    ],
)
def test_a_cost_is_a_number_of_single_precision_or_a_code(
    cost: JsonObject, expected: dict[str, object]
) -> None:
    """Numbers are narrowed as Java narrows them."""
    model = mapped(MODEL, cost={"costType": "ORG_COST_TYPE", "cost": cost})

    assert model["cost"] == {"costType": "ORG_COST_TYPE", "costValue": expected}


def test_a_models_source_code_is_a_list_of_urls() -> None:
    """Each URL says what it leads to."""
    model = mapped(
        MODEL,
        sourceCode={
            "sourceCode": [{"type": "ML_MODEL_SOURCE_CODE", "sourceCodeUrl": "https://git/x"}]
        },
    )

    assert model["sourceCode"] == {
        "sourceCode": [{"type": "ML_MODEL_SOURCE_CODE", "sourceCodeUrl": "https://git/x"}]
    }


def test_absent_factors_are_null() -> None:
    """Each list of factors is optional."""
    model = mapped(MODEL, mlModelFactorPrompts={})

    assert model["factorPrompts"] == {"relevantFactors": None, "evaluationFactors": None}


def test_a_legacy_deprecation_is_shown_until_there_is_a_newer_one() -> None:
    """The older aspect has no entity for its actor."""
    legacy: JsonObject = {"deprecated": True, "note": "old", "actor": "urn:li:corpuser:a"}
    newer: JsonObject = {"deprecated": False, "note": "", "actor": "urn:li:corpuser:b"}

    assert mapped(DATASET, datasetDeprecation=legacy)["deprecation"] == {
        "deprecated": True,
        "decommissionTime": None,
        "note": "old",
        "actor": "urn:li:corpuser:a",
        "actorEntity": None,
        "replacement": None,
    }
    both = mapped(DATASET, datasetDeprecation=legacy, deprecation=newer)
    assert both["deprecation"]["actor"] == "urn:li:corpuser:b"


def test_a_legacy_deprecation_without_an_actor_fails() -> None:
    """DataHub relies on an actor that the schema does not require."""
    with pytest.raises(NullPointerException):
        mapped(DATASET, datasetDeprecation={"deprecated": True, "note": "old"})


def test_a_view_shows_its_logic() -> None:
    """Names differ between aspect and GraphQL."""
    view: JsonObject = {"materialized": True, "viewLogic": "SELECT 1", "viewLanguage": "SQL"}

    assert mapped(DATASET, viewProperties=view)["viewProperties"] == {
        "materialized": True,
        "logic": "SELECT 1",
        "formattedLogic": None,
        "language": "SQL",
    }


def test_roles_give_access() -> None:
    """Each role is an entity of its own."""
    dataset = mapped(DATASET, access={"roles": [{"urn": "urn:li:role:r"}]})

    assert dataset["access"] == {
        "roles": [
            {
                "role": Stub("Role", "urn:li:role:r", {"type": "ROLE"}),
                "associatedUrn": DATASET,
            }
        ]
    }


def test_prompts_for_fields_say_which_field() -> None:
    """Completed and incomplete ones are lists of their own, null when absent."""
    prompt: JsonObject = {
        "id": "p",
        "lastModified": STAMP,
        "fieldAssociations": {
            "completedFieldPrompts": [{"fieldPath": "id", "lastModified": STAMP}]
        },
    }
    model = mapped(
        MODEL,
        forms={
            "incompleteForms": [{"urn": "urn:li:form:f", "incompletePrompts": [prompt]}],
            "completedForms": [],
        },
    )
    [form] = model["forms"]["incompleteForms"]
    [mapped_prompt] = form["incompletePrompts"]

    assert mapped_prompt["fieldAssociations"] == {
        "completedFieldPrompts": [{"fieldPath": "id", "lastModified": {"time": 5, "actor": USER}}],
        "incompleteFieldPrompts": None,
    }


def test_a_structured_value_that_is_neither_text_nor_number_is_left_out() -> None:
    """Nothing stands in its place."""
    model = mapped(
        MODEL,
        structuredProperties={
            "properties": [{"propertyUrn": "urn:li:structuredProperty:p", "values": [{}]}]
        },
    )

    assert model["structuredProperties"]["properties"][0]["values"] == []


@pytest.mark.parametrize(
    ("aspect", "document"),
    [
        pytest.param("mlModelProperties", {"name": 1}, id="text"),
        pytest.param("mlModelProperties", {"date": "now"}, id="long"),
        pytest.param("mlModelProperties", {"date": True}, id="long that is a boolean"),
        pytest.param("mlModelProperties", {"tags": "t"}, id="array"),
        pytest.param("mlModelProperties", {"hyperParams": ["h"]}, id="record"),
        pytest.param("mlModelProperties", {"groups": ["no urn"]}, id="urn"),
        pytest.param("status", {"removed": 1}, id="boolean"),
        pytest.param("cost", {"costType": "x", "cost": {"costId": "1"}}, id="double"),
    ],
)
def test_a_document_of_another_shape_is_refused(aspect: str, document: JsonObject) -> None:
    """Nothing is guessed from a stored value of a wrong type."""
    with pytest.raises(TemplateOutputCastException):
        mapped(MODEL, **{aspect: document})
