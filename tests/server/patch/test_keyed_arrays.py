"""Arrays as maps, and back."""

from __future__ import annotations

from typing import Any

import pytest

from mldh_graphql.server.patch.keyed_arrays import array_to_map, map_to_array
from mldh_graphql.server.patch.operations import JavaFailure
from mldh_graphql.server.registry import aspect_record

_MODEL = aspect_record("mlModelProperties")
_TAGS = aspect_record("globalTags")


@pytest.mark.parametrize(
    ("array", "keys", "levels"),
    [
        pytest.param(["b", "a", "b"], [], {"b": "b", "a": "a"}, id="texts"),
        pytest.param([{"n": "a"}, {"n": "b"}], [], {"": {"n": "b"}}, id="objects-without-keys"),
        pytest.param([5, True, 1.5], [], {"5": 5, "true": True, "1.5": 1.5}, id="scalars"),
        pytest.param([{"n": "a", "v": 1}], ["n"], {"a": {"n": "a", "v": 1}}, id="one-key"),
        pytest.param([{"v": 1}], ["n"], {"": {"v": 1}}, id="key-missing"),
        pytest.param([{"n": {"x": 1}}], ["n"], {"": {"n": {"x": 1}}}, id="key-is-an-object"),
        pytest.param(
            [{"n": "a", "v": 1}, {"n": "b"}, {"n": "a", "w": 2}],
            ["n"],
            {"a": {"n": "a", "v": 1, "w": 2}, "b": {"n": "b"}},
            id="duplicates-are-merged",
        ),
        pytest.param(
            [{"n": "a", "v": 1}, {"n": "a", "v": 2}],
            ["n", "v"],
            {"a": {"1": {"n": "a", "v": 1}, "2": {"n": "a", "v": 2}}},
            id="two-keys",
        ),
        pytest.param(
            [{"t": "x", "a": {"s": "y"}}, {"t": "z"}],
            ["a\u241fs"],
            {"y": {"t": "x", "a": {"s": "y"}}, "": {"t": "z"}},
            id="nested-key",
        ),
        pytest.param([{"t": "x"}], ["t\u241f"], {"x": {"t": "x"}}, id="nothing-nested"),
        pytest.param([{"t": "x"}], ["t\u241fs"], {"": {"t": "x"}}, id="nested-in-a-text"),
        pytest.param("text", [], {}, id="no-array"),
        pytest.param({"a": "b"}, ["n"], {}, id="a-map-is-lost"),
    ],
)
def test_an_array_becomes_a_map(array: Any, keys: list[str], levels: Any) -> None:
    """Elements stand under their keys, in their order."""
    document = {"f": array, "other": 1}
    array_to_map(document, "f", keys)
    assert document == {"f": levels, "other": 1}
    assert list(document["f"]) == list(levels)


def test_texts_have_no_keys() -> None:
    """Keys on an array of texts are a class cast exception."""
    with pytest.raises(JavaFailure, match=r"TextNode cannot be cast to .*ObjectNode"):
        array_to_map({"tags": ["x"]}, "tags", ["name"])


@pytest.mark.parametrize(
    ("levels", "keys", "array"),
    [
        pytest.param({"x": "a", "y": "a"}, [], ["a", "a"], id="only-values-count"),
        pytest.param({"x": {}}, [], [{}], id="empty-objects-stay"),
        pytest.param({"a": {"name": "b"}}, ["name"], [{"name": "b"}], id="the-element-wins"),
        pytest.param({"a": {"value": "1"}}, ["name"], [{"value": "1", "name": "a"}], id="injected"),
        pytest.param({"": {"value": "1"}}, ["name"], [{"value": "1"}], id="empty-key"),
        pytest.param({"a": "x"}, ["name"], ["x"], id="a-text-for-an-element"),
        pytest.param({"a": [{"name": "x"}, "y"]}, ["name"], [{"name": "x"}, "y"], id="leaf-array"),
        pytest.param(
            {"a": {"1": {}, "2": {"name": "z"}}, "b": {}},
            ["name", "value"],
            [{"value": "1", "name": "a"}, {"name": "z", "value": "2"}],
            id="two-keys",
        ),
        pytest.param({"a": "x"}, ["name", "value"], [], id="a-scalar-between-keys-is-lost"),
        pytest.param(None, ["name"], [], id="missing"),
        pytest.param([{"x": 1}], ["name"], [{"x": 1}], id="already-an-array"),
    ],
)
def test_a_map_becomes_an_array(levels: Any, keys: list[str], array: list[Any]) -> None:
    """The levels are flattened, and missing keys are filled in from them."""
    document = {} if levels is None else {"trainingMetrics": levels}
    map_to_array(document, "trainingMetrics", keys, _MODEL)
    assert document == {"trainingMetrics": array}


def test_only_scalar_members_are_filled_in() -> None:
    """A member that holds a record, or that is a member's member, is not made of a text."""
    document: dict[str, Any] = {"tags": {"x": {"y": {}}}}
    map_to_array(document, "tags", ["attribution", "tag"], _TAGS)
    assert document == {"tags": [{"tag": "y"}]}
    document = {"tags": {"x": {}}}
    map_to_array(document, "tags", ["attribution\u241fsource"], _TAGS)
    assert document == {"tags": [{}]}


@pytest.mark.parametrize("field", ["tags", "name", "unknown"])
def test_nothing_is_filled_in_where_there_are_no_records(field: str) -> None:
    """Arrays of texts, scalars and unknown members have no key members."""
    document: dict[str, Any] = {field: {"x": {}}}
    map_to_array(document, field, ["name"], _MODEL)
    assert document == {field: [{}]}


@pytest.mark.parametrize(
    ("value", "node"),
    [
        pytest.param(5, "IntNode", id="int"),
        pytest.param(2**40, "LongNode", id="long"),
        pytest.param(2**70, "BigIntegerNode", id="big"),
        pytest.param(1.5, "DoubleNode", id="double"),
        pytest.param(True, "BooleanNode", id="boolean"),
        pytest.param("x", "TextNode", id="text"),
    ],
)
def test_a_scalar_is_no_map(value: Any, node: str) -> None:
    """A scalar in the array's place is a class cast exception."""
    with pytest.raises(JavaFailure, match=node):
        map_to_array({"trainingMetrics": value}, "trainingMetrics", ["name"], _MODEL)
