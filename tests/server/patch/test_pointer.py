"""JSON Pointer and JSON Patch."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mldh_graphql.server.patch.operations import JavaFailure, JsonPatchError
from mldh_graphql.server.patch.pointer import apply_operation, pointer_tokens, same_json

_DOCUMENT: dict[str, Any] = {
    "n": 1,
    "t": "x",
    "b": True,
    "o": {"": 0, "a/b": 1},
    "l": [1, [2], {"k": 3}],
}


@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        pytest.param("", [], id="root"),
        pytest.param("/", [""], id="empty-name"),
        pytest.param("/a//", ["a", "", ""], id="empty-segments"),
        pytest.param("/a~1b/a~0b/a~01b", ["a/b", "a~b", "a~1b"], id="escapes"),
        pytest.param("/a~2b/a~/~~1", ["a~2b", "a~", "~/"], id="tildes-that-escape-nothing"),
    ],
)
def test_a_pointer_is_split_at_slashes(path: str, tokens: list[str]) -> None:
    """Escapes are undone, anything else is kept."""
    assert pointer_tokens(path) == tokens


@pytest.mark.parametrize("path", ["name", " /name", "#/name"])
def test_a_pointer_begins_with_a_slash(path: str) -> None:
    """Anything else is no pointer."""
    with pytest.raises(JsonPatchError, match="must begin with a '/'"):
        pointer_tokens(path)


@pytest.mark.parametrize(
    ("op", "path", "value", "changed"),
    [
        pytest.param("add", "/new", 5, {**_DOCUMENT, "new": 5}, id="add-member"),
        pytest.param("add", "/n", 5, {**_DOCUMENT, "n": 5}, id="add-over-member"),
        pytest.param("add", "/o/a~1b", 5, {**_DOCUMENT, "o": {"": 0, "a/b": 5}}, id="add-escaped"),
        pytest.param("add", "/l/0", 5, {**_DOCUMENT, "l": [5, *_DOCUMENT["l"]]}, id="insert"),
        pytest.param("add", "/l/3", 5, {**_DOCUMENT, "l": [*_DOCUMENT["l"], 5]}, id="insert-last"),
        pytest.param("add", "/l/-", 5, {**_DOCUMENT, "l": [*_DOCUMENT["l"], 5]}, id="append"),
        pytest.param("add", "/l/1/00", 5, {**_DOCUMENT, "l": [1, [5, 2], {"k": 3}]}, id="zeros"),
        pytest.param("add", "/l/٢/k", 5, {**_DOCUMENT, "l": [1, [2], {"k": 5}]}, id="arabic-digit"),
        pytest.param(
            "replace", "/l/1", 5, {**_DOCUMENT, "l": [1, 5, {"k": 3}]}, id="replace-index"
        ),
        pytest.param("replace", "/t", 5, {**_DOCUMENT, "t": 5}, id="replace-member"),
        pytest.param(
            "remove", "/l/0", None, {**_DOCUMENT, "l": [[2], {"k": 3}]}, id="remove-index"
        ),
        pytest.param("remove", "/o/", None, {**_DOCUMENT, "o": {"a/b": 1}}, id="remove-empty-name"),
        pytest.param("test", "/l/1/0", 2, _DOCUMENT, id="test"),
        pytest.param("test", "/l/-/-/0", 1, _DOCUMENT, id="test-through-the-end"),
        pytest.param("test", "", _DOCUMENT, _DOCUMENT, id="test-root"),
        pytest.param("add", "", {"z": 1}, {"z": 1}, id="add-root"),
        pytest.param("replace", "", [1], [1], id="replace-root"),
    ],
)
def test_operations(op: str, path: str, value: Any, changed: Any) -> None:
    """An operation does what RFC 6902 says, where Parsson agrees with it."""
    assert apply_operation(copy.deepcopy(_DOCUMENT), op, path, value) == changed


@pytest.mark.parametrize(
    ("op", "path", "value", "reason"),
    [
        pytest.param("add", "/n", None, "'add' must contain a 'value'", id="add-nothing"),
        pytest.param("test", "/n", None, "'test' must contain a 'value'", id="test-nothing"),
        pytest.param("copy", "/n", None, "'copy' must contain a 'from'", id="copy"),
        pytest.param("remove", "", None, "root cannot be removed", id="remove-root"),
        pytest.param("add", "", "x", "only allows adding a JSON object or array", id="text-root"),
        pytest.param("test", "", {}, "failed for path ''", id="test-root"),
        pytest.param("replace", "/x", 1, "Non-existing name/value pair", id="replace-missing"),
        pytest.param("remove", "/x", None, "Non-existing name/value pair", id="remove-missing"),
        pytest.param("test", "/x", 1, "Non-existing name/value pair", id="test-missing"),
        pytest.param("test", "/n", 1.0, "failed for path '/n' and value '1.0'", id="scale"),
        pytest.param("add", "/x/y", 1, "contains no mapping for the name 'x'", id="no-parent"),
        pytest.param("add", "/t/y", 1, "was 'STRING'", id="under-text"),
        pytest.param("add", "/n/y/z", 1, "was 'NUMBER'", id="under-number"),
        pytest.param("add", "/b/y", 1, "was 'TRUE'", id="under-boolean"),
        pytest.param("add", "/l/4", 1, "Index: 4, Size: 3", id="insert-far"),
        pytest.param("add", "/l/4/x", 1, "Index: 4, Size: 3", id="through-far"),
        pytest.param("replace", "/l/-", 1, "Index: -1, Size: 3", id="replace-end"),
        pytest.param("remove", "/l/-", None, "Index: -1, Size: 3", id="remove-end"),
        pytest.param("add", "/l/-/0", 1, "Index: -1, Size: 3", id="add-through-the-end"),
        pytest.param("add", "/l/", 1, "Array index format error, was ''", id="empty-index"),
        pytest.param("add", "/l/-1", 1, "Array index format error, was '-1'", id="minus"),
        pytest.param("add", "/l/+1", 1, "Array index format error", id="plus"),
        pytest.param("add", "/l/1.0", 1, "Illegal integer format, was '1.0'", id="point"),
        pytest.param("add", "/l/ 1", 1, "Illegal integer format", id="space"),
        pytest.param("add", "/l/2147483648", 1, "Illegal integer format", id="beyond-int"),
        pytest.param("add", "/l/𝟎", 1, "Illegal integer format", id="astral-digit"),
    ],
)
def test_operations_that_fail(op: str, path: str, value: Any, reason: str) -> None:
    """An operation that cannot be done says why, as Parsson does."""
    with pytest.raises(JsonPatchError) as failure:
        apply_operation(copy.deepcopy(_DOCUMENT), op, path, value)
    assert reason in str(failure.value)


def test_nothing_can_be_moved() -> None:
    """DataHub loses the source of a move and runs into a null."""
    with pytest.raises(JavaFailure) as failure:
        apply_operation({"a": 1}, "move", "/b", None)
    assert failure.value.java_name == "java.lang.NullPointerException"


def test_there_is_no_way_under_null() -> None:
    """A null in an array has no members."""
    with pytest.raises(JsonPatchError, match="was 'NULL'"):
        apply_operation({"l": [None]}, "add", "/l/0/x", 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(1, 1, True, id="integers"),
        pytest.param(1, 1.0, False, id="integer-and-decimal"),
        pytest.param(12345678, 12345678.0, True, id="printed-without-a-fraction"),
        pytest.param(10000000, 10000000.0, False, id="printed-with-an-exponent"),
        pytest.param(0.0, -0.0, True, id="zeros"),
        pytest.param(1, True, False, id="one-and-true"),
        pytest.param("1", 1, False, id="text-and-number"),
        pytest.param({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True, id="order-of-members"),
        pytest.param({"a": 1}, {"a": 1.0}, False, id="inside-objects"),
        pytest.param({"a": 1}, {"b": 1}, False, id="other-names"),
        pytest.param([1, 2], [2, 1], False, id="order-of-elements"),
        pytest.param([1], [1, 1], False, id="lengths"),
        pytest.param(None, None, True, id="nulls"),
    ],
)
def test_equality(one: Any, other: Any, *, same: bool) -> None:
    """Numbers are equal if their decimals are, digits after the point included."""
    assert same_json(one, other) is same
    assert same_json(other, one) is same
