"""Entity types and their GraphQL names."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType, build_schema

from mldh_graphql.server.mappers import (
    Stub,
    entity_stub,
    entity_type_enum,
    entity_type_of,
    map_entity,
    object_typename,
    typename_of,
)
from mldh_graphql.server.mappers.entity_response import EntityResponse
from mldh_graphql.server.mappers.entity_types import _GRAPHQL
from mldh_graphql.server.urn import Urn

SCHEMA = build_schema(
    (Path(__file__).parents[3] / "mldh_graphql" / "schema.graphql").read_text("utf-8")
)
UNTRANSLATED = {
    "DATAHUB_CONNECTION",
    "DATAHUB_FILE",
    "DATAHUB_PAGE_MODULE",
    "DATAHUB_PAGE_TEMPLATE",
    "VERSION_SET",
}
WITHOUT_URN_TYPE = {"ServiceAccount", "VersionedDataset"}


def entity_type_values() -> set[str]:
    """List the values of the enum EntityType."""
    enum = SCHEMA.get_type("EntityType")
    assert isinstance(enum, GraphQLEnumType)
    return set(enum.values)


def test_every_entity_of_the_schema_has_an_entity_type() -> None:
    """No GraphQL entity is forgotten, and none is made up."""
    interface = SCHEMA.get_type("Entity")
    assert isinstance(interface, GraphQLInterfaceType)
    entities = {implementer.name for implementer in SCHEMA.get_implementations(interface).objects}

    assert {typename for typename, _ in _GRAPHQL.values()} == entities - WITHOUT_URN_TYPE


def test_every_value_of_the_enum_names_one_entity_type() -> None:
    """The names lead there and back, except those that DataHub cannot translate."""
    for value in entity_type_values() - UNTRANSLATED:
        entity_type = entity_type_of(value)
        assert entity_type is not None
        assert entity_type_enum(entity_type) == value


@pytest.mark.parametrize("value", sorted(UNTRANSLATED | {"NONSENSE"}))
def test_a_value_that_datahub_cannot_translate_names_nothing(value: str) -> None:
    """It cannot be searched for."""
    assert entity_type_of(value) is None


@pytest.mark.parametrize(
    ("entity_type", "typename", "enum"),
    [
        pytest.param("mlModel", "MLModel", "MLMODEL", id="model"),
        pytest.param("corpuser", "CorpUser", "CORP_USER", id="user"),
        pytest.param("ownershipType", "OwnershipTypeEntity", "CUSTOM_OWNERSHIP_TYPE", id="renamed"),
        pytest.param("mlModelDeployment", None, "OTHER", id="no GraphQL type"),
        pytest.param("mlmodel", None, "OTHER", id="other case"),
        pytest.param("dataContract", None, "DATA_CONTRACT", id="never from a URN alone"),
    ],
)
def test_a_urn_becomes_the_type_that_datahub_gives_it(
    entity_type: str, typename: str | None, enum: str
) -> None:
    """Types without a GraphQL type become null, and OTHER in enums."""
    assert typename_of(entity_type) == typename
    assert entity_type_enum(entity_type) == enum


def test_a_stub_knows_its_type() -> None:
    """A URN in a field of type Entity stands there as a stub that names its type."""
    assert entity_stub(Urn.parse("urn:li:tag:pii")) == Stub(
        "Tag", "urn:li:tag:pii", {"type": "TAG"}
    )
    assert entity_stub(Urn.parse("urn:li:dataHubAction:x")) is None


def test_an_entity_that_no_urn_becomes_can_still_be_mapped() -> None:
    """Some types are reached only through fields of their own."""
    assert object_typename("dataType") == "DataTypeEntity"
    assert map_entity(Urn.parse("urn:li:dataType:datahub.string"), {})["info"] is None


def test_a_response_without_aspects_was_never_ingested() -> None:
    """No aspect, no run."""
    assert EntityResponse(Urn.parse("urn:li:tag:pii"), {}).last_ingested() is None
