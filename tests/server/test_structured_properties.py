"""Structured properties must be defined, and their values must fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.actor import Actor
from mldh_graphql.server.exceptions import (
    EntityValidationException,
    IllegalArgumentException,
    RuntimeJavaException,
    graphql_error,
)
from mldh_graphql.server.governance.structured_property_values import (
    remove_structured_properties,
    upsert_structured_properties,
)
from tests.server.desk import GROUP, ME, MODEL, RUN, Desk

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

PROPERTY = "urn:li:structuredProperty:p"
OTHER = "urn:li:structuredProperty:other"


@pytest.fixture
def desk() -> Desk:
    """A server with one model."""
    desk = Desk()
    desk.write(MODEL, "status", {"removed": False})
    return desk


def define(desk: Desk, value_type: str, urn: str = PROPERTY, **more: JsonValue) -> None:
    """Define a property for models."""
    desk.write(
        urn,
        "propertyDefinition",
        {
            "qualifiedName": "p",
            "valueType": f"urn:li:dataType:datahub.{value_type}",
            "entityTypes": ["urn:li:entityType:datahub.mlModel"],
            **more,
        },
    )


def assigned(*values: JsonObject, urn: str = PROPERTY) -> JsonObject:
    """An assignment."""
    return {"propertyUrn": urn, "values": [*values]}


def write(desk: Desk, *assignments: JsonObject) -> None:
    """Upsert the model's structured properties."""
    desk.write(MODEL, "structuredProperties", {"properties": [*assignments]})


@pytest.mark.parametrize(
    ("value_type", "value"),
    [
        pytest.param("string", {"string": "x"}, id="string"),
        pytest.param("rich_text", {"string": "# x"}, id="rich-text"),
        pytest.param("number", {"double": 1.5}, id="number"),
        pytest.param("number", {"string": "1.5"}, id="number-as-text"),
        pytest.param("date", {"string": "2026-07-23"}, id="date"),
        pytest.param("urn", {"string": GROUP}, id="urn"),
    ],
)
def test_values_of_the_defined_type_are_kept(
    desk: Desk, value_type: str, value: JsonObject
) -> None:
    """By upsert and by patch."""
    define(desk, value_type)
    write(desk, assigned(value))
    assert desk.value(MODEL, "structuredProperties") == {"properties": [assigned(value)]}
    result = desk.patch(GROUP, "structuredProperties", {"/properties": [assigned(value)]})
    assert result.error is None


@pytest.mark.parametrize(
    ("value_type", "value", "message"),
    [
        pytest.param(
            "string", {"double": 1}, "value: {double=1.0} should be a string", id="no-string"
        ),
        pytest.param(
            "number", {"string": "x"}, "value: {string=x} should be a number", id="no-number"
        ),
        pytest.param(
            "date",
            {"string": "23.7."},
            "value: {string=23.7.} should be a date with format YYYY-MM-DD",
            id="no-date",
        ),
        pytest.param(
            "date", {"string": "2026-02-30"}, "should be a date with format", id="no-such-day"
        ),
        pytest.param("date", {"string": "20260723"}, "should be a date with", id="another-form"),
        pytest.param(
            "number", {"string": "1_000"}, "value: {string=1_000} should be a number", id="no-digit"
        ),
        pytest.param("urn", {"string": "x"}, "value: {string=x} should be an urn", id="no-urn"),
        pytest.param(
            "odd",
            {"string": "x"},
            "Validation support for type urn:li:dataType:datahub.odd is not yet implemented.",
            id="odd-type",
        ),
    ],
)
def test_values_of_another_type_are_refused(
    desk: Desk, value_type: str, value: JsonObject, message: str
) -> None:
    """By upsert before the batch is applied, by patch after."""
    define(desk, value_type)
    with pytest.raises(IllegalArgumentException) as raised:
        write(desk, assigned(value))
    assert raised.value.message is not None
    assert raised.value.message.startswith("Failed to validate MCP due to: ")
    assert message in raised.value.message
    error = desk.patch(MODEL, "structuredProperties", {"/properties": [assigned(value)]}).error
    assert error is not None
    assert error.startswith("Failed to apply patch: ValidationExceptionCollection{")
    assert message in error


def refused(desk: Desk, *assignments: JsonObject) -> str:
    """The message that an upsert is refused with."""
    with pytest.raises(IllegalArgumentException) as raised:
        write(desk, *assignments)
    return str(raised.value)


def test_a_property_must_be_defined_and_not_soft_deleted(desk: Desk) -> None:
    """And be assigned once."""
    assert (
        f"Unexpected null value found for {PROPERTY} Structured Property Definition."
    ) in refused(desk, assigned({"string": "x"}))
    assert "Unexpected entity type. Expected: structuredProperty Found: tag" in refused(
        desk, assigned({"string": "x"}, urn="urn:li:tag:a")
    )
    define(desk, "string")
    assert f"Property: {PROPERTY} has multiple entries: [{{propertyUrn={PROPERTY}" in refused(
        desk, assigned({"string": "x"}), assigned({"string": "y"})
    )
    desk.write(PROPERTY, "status", {"removed": True})
    assert "Cannot apply a soft deleted Structured Property value" in refused(
        desk, assigned({"string": "x"})
    )


def test_a_single_value_property_takes_one_value(desk: Desk) -> None:
    """A multiple one takes more."""
    define(desk, "string")
    assert (
        f"Property: {PROPERTY} has cardinality 1, but multiple values were assigned:"
        " [{string=x}, {string=y}]"
    ) in refused(desk, assigned({"string": "x"}, {"string": "y"}))
    define(desk, "string", cardinality="MULTIPLE")
    write(desk, assigned({"string": "x"}, {"string": "y"}))


def test_values_must_be_among_the_allowed_ones(desk: Desk) -> None:
    """If there is a list of them."""
    allowed: list[JsonValue] = [{"value": {"string": "red"}}, {"value": {"string": "blue"}}]
    define(desk, "string", allowedValues=allowed)
    write(desk, assigned({"string": "red"}))
    assert (
        f"Property: {PROPERTY}, value: {{string=green}} should be one of"
        " [{string=red}, {string=blue}]"
    ) in refused(desk, assigned({"string": "green"}))


def test_urns_must_be_of_an_allowed_type(desk: Desk) -> None:
    """If the definition names some."""
    kinds: JsonObject = {"allowedTypes": ["urn:li:entityType:datahub.mlModelGroup"]}
    define(desk, "urn", typeQualifier=kinds)
    write(desk, assigned({"string": GROUP}))
    assert "is not of any supported urn types:[urn:li:entityType:datahub.mlModelGroup]" in refused(
        desk, assigned({"string": MODEL})
    )


def test_immutable_values_stay(desk: Desk) -> None:
    """They can neither change nor go."""
    define(desk, "string", immutable=True)
    define(desk, "string", urn=OTHER)
    write(desk, assigned({"string": "x"}), assigned({"string": "x"}, urn=OTHER))
    write(desk, assigned({"string": "x"}))
    with pytest.raises(EntityValidationException, match="Cannot mutate an immutable property"):
        write(desk, assigned({"string": "y"}))
    with pytest.raises(EntityValidationException, match="Cannot delete an immutable property"):
        write(desk)


def test_the_mutations_set_and_remove_values(desk: Desk) -> None:
    """Those not named stay; stamps say when."""
    define(desk, "string", cardinality="MULTIPLE")
    define(desk, "number", urn=OTHER)
    texts: list[str | float] = ["x", "y"]
    first = upsert_structured_properties(desk.resources, MODEL, {PROPERTY: texts}, desk.actor)
    stamp: JsonObject = {"time": 1_000_000, "actor": ME}
    stamped: JsonObject = {"created": {**stamp}, "lastModified": {**stamp}}
    assert first == {"properties": [{**assigned({"string": "x"}, {"string": "y"}), **stamped}]}
    desk.clock.now += 1
    both = upsert_structured_properties(
        desk.resources, MODEL, {OTHER: [7], PROPERTY: ["z"]}, desk.actor
    )
    later: JsonObject = {"time": 1_001_000, "actor": ME}
    assert both["properties"] == [
        {**assigned({"string": "z"}), "created": {**stamp}, "lastModified": later},
        {**assigned({"double": 7.0}, urn=OTHER), "created": later, "lastModified": later},
    ]
    left = remove_structured_properties(desk.resources, MODEL, [PROPERTY, "urn:li:x:y"], desk.actor)
    assert [one["propertyUrn"] for one in rows(left)] == [OTHER]


def rows(properties: JsonObject) -> list[JsonObject]:
    """The assignments of an aspect."""
    listed = properties["properties"]
    assert isinstance(listed, list)
    return [one for one in listed if isinstance(one, dict)]


def test_the_mutations_refuse_what_does_not_fit(desk: Desk) -> None:
    """Missing assets, types that the property is not for, wrong values, strangers."""
    define(desk, "number")
    desk.write(GROUP, "status", {"removed": False})
    ghost = MODEL.replace("churn", "ghost")

    def message(urn: str, value: str | float, actor: Actor | None = None) -> str:
        with pytest.raises(RuntimeJavaException) as raised:
            upsert_structured_properties(
                desk.resources, urn, {PROPERTY: [value]}, actor or desk.actor
            )
        return graphql_error(raised.value)[0]

    assert f"Asset with provided urn {ghost} does not exist" in message(ghost, 1)
    assert message(GROUP, 1) == (f"Property {PROPERTY} is not defined for entity type mlModelGroup")
    assert "should be a number" in message(MODEL, "x")
    with pytest.raises(RuntimeJavaException) as raised:
        upsert_structured_properties(desk.resources, MODEL, {OTHER: []}, desk.actor)
    assert graphql_error(raised.value)[0] == (
        f"Property {OTHER} is not defined for entity type mlModel"
    )
    nobody = Actor("urn:li:corpuser:nobody", lambda _urn: False)
    assert f"Not authorized to update properties on the gives urn {MODEL}" in message(
        MODEL, 1, nobody
    )
    with pytest.raises(RuntimeJavaException) as raised:
        remove_structured_properties(desk.resources, ghost, [PROPERTY], desk.actor)
    assert "does not exist" in graphql_error(raised.value)[0]
    desk.write(RUN, "status", {"removed": False})
    with pytest.raises(RuntimeJavaException) as raised:
        remove_structured_properties(desk.resources, RUN, [PROPERTY], desk.actor)
    assert "Unknown aspect structuredProperties" in graphql_error(raised.value)[0]
