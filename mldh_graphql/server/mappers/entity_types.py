"""DataHub's entity types under their GraphQL names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers.stub import Stub

if TYPE_CHECKING:
    from mldh_graphql.server.urn import Urn

_OTHER = "OTHER"

_GRAPHQL: dict[str, tuple[str, str]] = {
    "application": ("Application", "APPLICATION"),
    "assertion": ("Assertion", "ASSERTION"),
    "businessAttribute": ("BusinessAttribute", "BUSINESS_ATTRIBUTE"),
    "chart": ("Chart", "CHART"),
    "container": ("Container", "CONTAINER"),
    "corpGroup": ("CorpGroup", "CORP_GROUP"),
    "corpuser": ("CorpUser", "CORP_USER"),
    "dashboard": ("Dashboard", "DASHBOARD"),
    "dataContract": ("DataContract", "DATA_CONTRACT"),
    "dataFlow": ("DataFlow", "DATA_FLOW"),
    "dataHubAccessToken": ("AccessTokenMetadata", "ACCESS_TOKEN"),
    "dataHubConnection": ("DataHubConnection", "DATAHUB_CONNECTION"),
    "dataHubExecutionRequest": ("ExecutionRequest", "EXECUTION_REQUEST"),
    "dataHubFile": ("DataHubFile", "DATAHUB_FILE"),
    "dataHubPageModule": ("DataHubPageModule", "DATAHUB_PAGE_MODULE"),
    "dataHubPageTemplate": ("DataHubPageTemplate", "DATAHUB_PAGE_TEMPLATE"),
    "dataHubPolicy": ("DataHubPolicy", "DATAHUB_POLICY"),
    "dataHubRole": ("DataHubRole", "DATAHUB_ROLE"),
    "dataHubView": ("DataHubView", "DATAHUB_VIEW"),
    "dataJob": ("DataJob", "DATA_JOB"),
    "dataPlatform": ("DataPlatform", "DATA_PLATFORM"),
    "dataPlatformInstance": ("DataPlatformInstance", "DATA_PLATFORM_INSTANCE"),
    "dataProcessInstance": ("DataProcessInstance", "DATA_PROCESS_INSTANCE"),
    "dataProduct": ("DataProduct", "DATA_PRODUCT"),
    "dataType": ("DataTypeEntity", "DATA_TYPE"),
    "dataset": ("Dataset", "DATASET"),
    "document": ("Document", "DOCUMENT"),
    "domain": ("Domain", "DOMAIN"),
    "entityType": ("EntityTypeEntity", "ENTITY_TYPE"),
    "erModelRelationship": ("ERModelRelationship", "ER_MODEL_RELATIONSHIP"),
    "form": ("Form", "FORM"),
    "glossaryNode": ("GlossaryNode", "GLOSSARY_NODE"),
    "glossaryTerm": ("GlossaryTerm", "GLOSSARY_TERM"),
    "incident": ("Incident", "INCIDENT"),
    "metric": ("Metric", "METRIC"),
    "mlFeature": ("MLFeature", "MLFEATURE"),
    "mlFeatureTable": ("MLFeatureTable", "MLFEATURE_TABLE"),
    "mlModel": ("MLModel", "MLMODEL"),
    "mlModelGroup": ("MLModelGroup", "MLMODEL_GROUP"),
    "mlPrimaryKey": ("MLPrimaryKey", "MLPRIMARY_KEY"),
    "notebook": ("Notebook", "NOTEBOOK"),
    "ownershipType": ("OwnershipTypeEntity", "CUSTOM_OWNERSHIP_TYPE"),
    "post": ("Post", "POST"),
    "query": ("QueryEntity", "QUERY"),
    "restricted": ("Restricted", "RESTRICTED"),
    "role": ("Role", "ROLE"),
    "schemaField": ("SchemaFieldEntity", "SCHEMA_FIELD"),
    "semanticModel": ("SemanticModel", "SEMANTIC_MODEL"),
    "structuredProperty": ("StructuredPropertyEntity", "STRUCTURED_PROPERTY"),
    "tag": ("Tag", "TAG"),
    "test": ("Test", "TEST"),
    "versionSet": ("VersionSet", "VERSION_SET"),
}

_NEVER_STUBS = frozenset(
    {
        "dataContract",
        "dataHubAccessToken",
        "dataHubConnection",
        "dataHubExecutionRequest",
        "dataHubFile",
        "dataType",
        "entityType",
        "incident",
    }
)
"""Types whose URN alone DataHub does not turn into an entity, though they have a GraphQL type."""

_NAMELESS = frozenset(
    {
        "DATAHUB_CONNECTION",
        "DATAHUB_FILE",
        "DATAHUB_PAGE_MODULE",
        "DATAHUB_PAGE_TEMPLATE",
        "VERSION_SET",
    }
)
"""Values of the enum that DataHub cannot translate, so that searching for them fails."""

_ENTITY_TYPES = {enum: name for name, (_, enum) in _GRAPHQL.items()} | {
    "INGESTION_SOURCE": "dataHubIngestionSource",
    _OTHER: "other",
}


def typename_of(entity_type: str) -> str | None:
    """Return the GraphQL type that a URN of this entity type becomes, ``None`` if it becomes null.

    Args:
        entity_type: As in the URN; upper and lower case matter.
    """
    if entity_type in _NEVER_STUBS or entity_type not in _GRAPHQL:
        return None
    return _GRAPHQL[entity_type][0]


def object_typename(entity_type: str) -> str | None:
    """Return the GraphQL type of this entity type's objects, ``None`` if it has none.

    Unlike `typename_of`, this knows the types that are only reached through fields of their own.

    Args:
        entity_type: As in the URN.
    """
    return _GRAPHQL[entity_type][0] if entity_type in _GRAPHQL else None


def entity_type_enum(entity_type: str) -> str:
    """Return the value of GraphQL's ``EntityType``, ``OTHER`` if it has none for this type.

    Args:
        entity_type: As in the URN.
    """
    if entity_type == "dataHubIngestionSource":
        return "INGESTION_SOURCE"
    return _GRAPHQL[entity_type][1] if entity_type in _GRAPHQL else _OTHER


def entity_type_of(enum: str) -> str | None:
    """Return the entity type of a value of GraphQL's ``EntityType``.

    Args:
        enum: The enum's value, such as ``MLMODEL``.

    Returns:
        ``None`` where DataHub cannot translate the value either: a search for such a type fails
        there with ``Unknown entity type: <value>``.
    """
    return None if enum in _NAMELESS else _ENTITY_TYPES.get(enum)


def entity_stub(urn: Urn) -> Stub | None:
    """Return the entity of a URN as it stands in fields of type ``Entity``.

    Args:
        urn: Any URN.

    Returns:
        The stub with its ``type``, ``None`` if DataHub makes no entity of such a URN.
    """
    typename = typename_of(urn.entity_type)
    if typename is None:
        return None
    return Stub(typename, urn.text, {"type": entity_type_enum(urn.entity_type)})
