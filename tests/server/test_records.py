"""Validation of aspect documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server.aspects.schema import Field, Primitive, Record
from mldh_graphql.server.java_maps import hash_ordered
from mldh_graphql.server.java_numbers import double_text, to_float, to_int, to_long
from mldh_graphql.server.records import AspectInvalid, validated
from mldh_graphql.server.registry import aspect_record

_RUN = "urn:li:dataProcessInstance:r"
_DATASET = "urn:li:dataset:(urn:li:dataPlatform:s3,a,PROD)"


def _valid(aspect: str, document: dict[str, Any], entity_type: str = "mlModel") -> str:
    return json.dumps(validated(aspect_record(aspect), document, entity_type))


def _problems(aspect: str, document: dict[str, Any], entity_type: str = "mlModel") -> list[str]:
    with pytest.raises(AspectInvalid) as error:
        validated(aspect_record(aspect), document, entity_type)
    frame, _, lines = str(error.value).partition("\n Cause: ")
    assert frame == f"Invalid format for aspect: {entity_type}"
    assert lines.endswith("\n")
    return lines[:-1].split("\n")


@pytest.mark.parametrize(
    ("aspect", "document", "stored"),
    [
        pytest.param("mlModelProperties", {"name": "n", "foo": [{}]}, {"name": "n"}, id="unknown"),
        pytest.param(
            "mlModelProperties",
            {"hyperParams": [{"name": "a", "zzz": None}]},
            {"hyperParams": [{"name": "a"}]},
            id="unknown-inside",
        ),
        pytest.param("mlModelProperties", {"name": None}, {}, id="null"),
        pytest.param("mlModelProperties", {"name": 2**63}, {}, id="beyond-long"),
        pytest.param("mlModelProperties", {"tags": ["a", 2**63]}, {"tags": ["a"]}, id="in-array"),
        pytest.param("mlModelProperties", {"date": 5.9}, {"date": 5}, id="double-to-long"),
        pytest.param("mlModelProperties", {"date": -5.9}, {"date": -5}, id="towards-zero"),
        pytest.param("mlModelProperties", {"date": 1e30}, {"date": 2**63 - 1}, id="saturated"),
        pytest.param(
            "mlModelProperties",
            {"hyperParameters": {"a": {"double": 1}, "b": {"int": 1.5}, "c": {"float": 0.1}}},
            {"hyperParameters": {"a": {"double": 1.0}, "b": {"int": 1}, "c": {"float": 0.1}}},
            id="union-numbers",
        ),
        pytest.param(
            "mlModelProperties",
            {"hyperParameters": {"a": {"int": 2**32 + 1}, "b": {"float": 1e39}, "c": {}}},
            {"hyperParameters": {"a": {"int": 1}, "b": {"float": "Infinity"}, "c": {}}},
            id="union-narrowing",
        ),
        pytest.param("status", {}, {}, id="defaults-are-not-filled-in"),
        pytest.param(
            "mlModelProperties",
            {"mlFeatures": ["urn:li:mlFeature:(a,b)"], "trainingJobs": [_RUN]},
            {"mlFeatures": ["urn:li:mlFeature:(a,b)"], "trainingJobs": [_RUN]},
            id="urns",
        ),
    ],
)
def test_a_valid_document_is_trimmed_and_converted(
    aspect: str, document: dict[str, Any], stored: dict[str, Any]
) -> None:
    """Unknown members go, numbers get their field's type."""
    assert _valid(aspect, document) == json.dumps(stored)


@pytest.mark.parametrize(
    ("aspect", "document", "problem"),
    [
        pytest.param("subTypes", {}, "/typeNames :: field is required but not found", id="missing"),
        pytest.param("subTypes", {"typeNames": "x"}, "not backed by a DataList", id="no-array"),
        pytest.param("subTypes", {"typeNames": {}}, "not backed by a DataList", id="empty-object"),
        pytest.param("mlModelProperties", {"customProperties": 5}, "not backed by a", id="no-map"),
        pytest.param("mlModelProperties", {"version": "1"}, "record type is not", id="no-record"),
        pytest.param(
            "mlModelProperties",
            {"customProperties": {"k": 1.0}},
            "/customProperties/k :: 1.0 cannot be coerced to String",
            id="number-for-text",
        ),
        pytest.param(
            "mlModelProperties", {"name": [1e30, True, None]}, "[1.0E30, true, null]", id="list"
        ),
        pytest.param("mlModelProperties", {"name": {}}, "{} cannot be coerced", id="object"),
        pytest.param("mlModelProperties", {"date": "5"}, "5 cannot be coerced to Long", id="text"),
        pytest.param("mlModelProperties", {"date": True}, "true cannot be coerced", id="boolean"),
        pytest.param("status", {"removed": 1}, "1 cannot be coerced to Boolean", id="one"),
        pytest.param(
            "mlModelProperties",
            {"hyperParameters": {"a": {"int": "1"}}},
            "/hyperParameters/a/int :: 1 cannot be coerced to Integer",
            id="text-for-int",
        ),
        pytest.param("mlModelProperties", {"hyperParameters": {"a": 1}}, "union type", id="union"),
        pytest.param(
            "mlModelProperties",
            {"hyperParameters": {"a": {"int": 1, "string": "1"}}},
            "no more than one entry",
            id="two-members",
        ),
        pytest.param(
            "mlModelProperties",
            {"hyperParameters": {"a": {"long": 1}}},
            '"long" is not a member type of union [ "string", "int", "float",',
            id="unknown-member",
        ),
        pytest.param(
            "mlModelDeploymentProperties", {"status": "up"}, '"up" is not an enum symbol', id="enum"
        ),
        pytest.param(
            "mlModelDeploymentProperties", {"status": 1}, "not backed by a String", id="no-symbol"
        ),
        pytest.param(
            "mlModelProperties",
            {"trainingJobs": [_DATASET]},
            f'/trainingJobs/0 :: "Provided urn {_DATASET}" is invalid: Entity type for urn:'
            f" {_DATASET} is not a valid destination for field path: /trainingJobs/*",
            id="wrong-destination",
        ),
        pytest.param(
            "mlModelProperties",
            {"groups": ["urn:li:mlmodelgroup:(urn:li:dataPlatform:x,g,PROD)"]},
            "is not a valid destination",
            id="case-of-destination",
        ),
        pytest.param(
            "mlModelProperties", {"groups": ["urn:li:thing:x"]}, "Failed to find entity", id="type"
        ),
        pytest.param(
            "mlModelProperties", {"groups": ["x"]}, "Urn doesn't start with 'urn:'", id="no-urn"
        ),
    ],
)
def test_an_invalid_document_says_where_and_why(
    aspect: str, document: dict[str, Any], problem: str
) -> None:
    """One line per problem, with the path and DataHub's words."""
    (line,) = _problems(aspect, document)
    assert line.startswith("ERROR :: /")
    assert problem in line


@pytest.mark.parametrize(
    ("aspect", "document", "java_name", "message"),
    [
        pytest.param(
            "mlModelProperties",
            {"name": {"a": 1}},
            "java.lang.IllegalStateException",
            'Unknown dereferenced type STRING for DataMap\'s schema "string"',
            id="object-for-text",
        ),
        pytest.param(
            "subTypes",
            {"typeNames": {"a": 1}},
            "java.lang.IllegalStateException",
            'type ARRAY for DataMap\'s schema { "type" : "array", "items" : "string" }',
            id="object-for-array",
        ),
        pytest.param(
            "mlModelDeploymentProperties",
            {"status": {"a": 1}},
            "java.lang.IllegalStateException",
            'Unknown dereferenced type ENUM for DataMap\'s schema "DeploymentStatus"',
            id="object-for-enum",
        ),
        pytest.param(
            "container",
            {"container": {"a": 1}},
            "java.lang.IllegalStateException",
            'Unknown dereferenced type STRING for DataMap\'s schema "Urn"',
            id="object-for-urn",
        ),
        pytest.param(
            "propertyDefinition",
            {"typeQualifier": {"a": {"b": 1}}},
            "java.lang.IllegalStateException",
            "Unknown dereferenced type ARRAY",
            id="object-for-array-in-map",
        ),
        pytest.param(
            "structuredProperties",
            {"properties": [{"values": {"a": 1}}]},
            "java.lang.IllegalStateException",
            "Unknown dereferenced type ARRAY",
            id="object-for-array-of-unions",
        ),
        pytest.param(
            "container",
            {"container": True},
            "java.lang.ClassCastException",
            "Boolean",
            id="boolean",
        ),
        pytest.param(
            "container", {"container": 1}, "java.lang.ClassCastException", "Integer", id="int"
        ),
        pytest.param(
            "container", {"container": 2**40}, "java.lang.ClassCastException", "Long", id="long"
        ),
        pytest.param(
            "container", {"container": 0.5}, "java.lang.ClassCastException", "Double", id="double"
        ),
        pytest.param(
            "container", {"container": []}, "java.lang.ClassCastException", "DataList", id="list"
        ),
        pytest.param(
            "container", {"container": {}}, "java.lang.ClassCastException", "DataMap", id="object"
        ),
        pytest.param(
            "mlModelProperties",
            {"groups": [None]},
            "java.lang.ClassCastException",
            "Null",
            id="null",
        ),
    ],
)
def test_some_documents_make_java_stumble(
    aspect: str, document: dict[str, Any], java_name: str, message: str
) -> None:
    """Objects where none can be, and other things than texts where URNs belong."""
    with pytest.raises(AspectInvalid) as error:
        validated(aspect_record(aspect), document, "mlModel")
    assert error.value.java_name == java_name
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("urn", "accepted"),
    [
        pytest.param(_DATASET, True, id="dataset"),
        pytest.param(_DATASET.replace("PROD", "prod"), False, id="fabric"),
        pytest.param(_DATASET.replace("dataPlatform", "corpuser"), False, id="platform"),
        pytest.param(_DATASET.replace("urn:li:dataset", "urn:xx:dataset"), False, id="namespace"),
        pytest.param(_DATASET.replace("dataset", "dataSet"), False, id="case"),
        pytest.param("urn:li:tag:x", False, id="tag"),
    ],
)
def test_typed_urns_are_looked_into(urn: str, *, accepted: bool) -> None:
    """A field of dataset URNs wants a real fabric and a real platform."""
    document = {"upstreams": [{"dataset": urn, "type": "COPY"}]}
    if accepted:
        assert _valid("upstreamLineage", document, "dataset") == json.dumps(document)
    else:
        assert len(_problems("upstreamLineage", document, "dataset")) == 1


def test_the_key_has_a_say_in_paths_that_it_shares() -> None:
    """A feature table's platform must be a platform, because its key says so."""
    document = {"platform": "urn:li:corpuser:x"}
    assert _valid("dataPlatformInstance", document, "mlModel") == json.dumps(document)
    (line,) = _problems("dataPlatformInstance", document, "mlFeatureTable")
    assert "not a valid destination for field path: /platform" in line


def test_several_problems_come_together() -> None:
    """Members first, then what is missing among them."""
    problems = _problems("mlModelProperties", {"name": 1, "created": {"actor": "x"}})
    assert [line.split(" :: ")[1] for line in problems] == [
        "/name",
        "/created/actor",
        "/created/time",
    ]


def test_open_records_accept_everything() -> None:
    """Nothing is known of them, so only what cannot be stored is dropped."""
    document = {"a": {"b": [1, None, 2**64]}, "c": None}
    assert _valid("dataHubPolicyInfo", document) == json.dumps({"a": {"b": [1, None]}})


def test_bytes_are_latin_texts() -> None:
    """Every character stands for one byte."""
    record = Record("R", {"b": Field("b", Primitive("bytes"))})
    assert validated(record, {"b": "\x00ÿ"}, "mlModel") == {"b": "\x00ÿ"}
    with pytest.raises(AspectInvalid, match="cannot be coerced to ByteString"):
        validated(record, {"b": "Ā"}, "mlModel")
    with pytest.raises(AspectInvalid, match="1 cannot be coerced to ByteString"):
        validated(record, {"b": 1}, "mlModel")


# Numbers and maps as Java has them


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (-1.5, "-1.5"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.00099, "9.9E-4"),
        (1234567.5, "1234567.5"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (12345678.0, "1.2345678E7"),
        (1e30, "1.0E30"),
        (5e-324, "5.0E-324"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_doubles_print_as_in_java(number: float, text: str) -> None:
    """A point always, an exponent from ten million and below a thousandth."""
    assert double_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_printed_doubles_mean_the_same(number: float) -> None:
    """Reading the text gives the number back."""
    assert float(double_text(number)) == number


@given(st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False))
def test_narrowed_numbers_fit(number: float) -> None:
    """Whatever is narrowed has its bits, and what fits already is kept."""
    assert -(2**31) <= to_int(number) < 2**31
    assert -(2**63) <= to_long(number) < 2**63
    assert to_float(to_float(number)) == to_float(number)
    if isinstance(number, int):
        assert to_long(number) == number


@pytest.mark.parametrize(
    ("number", "single"),
    [(0.1, 0.1), (16777217, 16777216.0), (1 / 3, 0.33333334), (-1e39, float("-inf"))],
)
def test_singles_are_the_shortest_decimals(number: float, single: float) -> None:
    """As ``Float.toString`` would print them."""
    assert to_float(number) == single


def test_hash_maps_have_an_order_of_their_own() -> None:
    """By hash in a table that grows; a HashMap prints its keys so."""
    document: dict[str, Any] = {"time": 1, "actor": {"b": [], "a": [{"d": 1, "c": 2}]}}
    ordered = json.dumps(hash_ordered(document))
    assert ordered == '{"actor": {"a": [{"c": 2, "d": 1}], "b": []}, "time": 1}'
    many = hash_ordered({chr(code): None for code in range(ord("z"), ord("a") - 1, -1)})
    assert list(many) == sorted(many)
