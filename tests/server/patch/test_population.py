"""What is added to a document before a patch."""

from __future__ import annotations

from typing import Any

import pytest

from mldh_graphql.server.patch.operations import JavaFailure, PatchOperation
from mldh_graphql.server.patch.population import populate_top_level_keys


@pytest.mark.parametrize(
    ("op", "path", "populated"),
    [
        pytest.param("ADD", "/a/b/c", {"a": {"b": {}}}, id="parents"),
        pytest.param("test", "/a/b", {"a": {}}, id="parents-of-a-test"),
        pytest.param("REMOVE", "/a/b", {"a": {"b": {}}}, id="all-of-a-remove"),
        pytest.param("ADD", "/a/", {"a": {"": {}}}, id="last-name-empty"),
        pytest.param("ADD", "/a//b", {"a": {"": {}}}, id="name-between-empty"),
        pytest.param("REPLACE", "/", {"": {}}, id="only-name-empty"),
        pytest.param("ADD", "", {}, id="root"),
        pytest.param("ADD", "/a~1b/a~01b/c", {"a/b": {"a~1b": {}}}, id="escapes"),
        pytest.param("ADD", "a/b/c", {"b": {}}, id="no-slash-first"),
    ],
)
def test_missing_names_become_empty_objects(op: str, path: str, populated: Any) -> None:
    """What the path leads through is there afterwards."""
    document: dict[str, Any] = {}
    populate_top_level_keys(document, [PatchOperation(op, path)])
    assert document == populated


def test_what_is_there_stays() -> None:
    """Present members are passed through, whatever they hold."""
    document: dict[str, Any] = {"a": {"b": 1}, "l": [1]}
    operations = [PatchOperation("add", "/a/c/d"), PatchOperation("add", "/l/0")]
    populate_top_level_keys(document, operations)
    assert document == {"a": {"b": 1, "c": {}}, "l": [1]}


@pytest.mark.parametrize(
    ("op", "path"),
    [
        pytest.param("add", "/l/0/x", id="through-an-array"),
        pytest.param("remove", "/l/0", id="remove-of-an-element"),
        pytest.param("add", "/t/x/y", id="through-a-text"),
        pytest.param("add", "/t/", id="empty-name-under-a-text"),
    ],
)
def test_only_objects_can_be_passed_through(op: str, path: str) -> None:
    """An array or a scalar on the way is a class cast exception."""
    with pytest.raises(JavaFailure, match=r"(Array|Text)Node cannot be cast"):
        populate_top_level_keys({"l": [{}], "t": "x"}, [PatchOperation(op, path)])
