"""What DataHub's GraphQL engine says about a document that cannot be run, in its own words.

Clients tell an older DataHub by such texts (a field is undefined), so kinds and words follow
that engine for the common refusals; for the rare ones the text of ours is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphql import FieldNode, FragmentDefinitionNode, Visitor, visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, Node

    from mldh_graphql.server.json_types import JsonValue

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        r"Cannot query field '(.+?)' on type '(.+?)'",
        "FieldUndefined",
        "Field '{0}' in type '{1}' is undefined",
    ),
    (
        r"GraphQL introspection has been disabled, .* contained the field '(.+?)'",
        "FieldUndefined",
        "Field '{0}' in type 'Query' is undefined",
    ),
    (r"Unknown argument '(.+?)' on field", "UnknownArgument", "Unknown field argument '{0}'"),
    (
        r"Unknown argument '(.+?)' on directive",
        "UnknownArgument",
        "Unknown directive argument '{0}'",
    ),
    (r"Unknown directive '@(.+?)'", "UnknownDirective", "Unknown directive '{0}'"),
    (r"Unknown type '(.+?)'", "UnknownType", "Unknown type '{0}'"),
    (r"Unknown fragment '(.+?)'", "UndefinedFragment", "Undefined fragment '{0}'"),
    (r"Fragment '(.+?)' is never used", "UnusedFragment", "Unused fragment '{0}'"),
    (r"Variable '\$(.+?)' is never used", "UnusedVariable", "Unused variable '{0}'"),
    (r"Variable '\$(.+?)' is not defined", "UndefinedVariable", "Undefined variable '{0}'"),
    (
        r"Variable '\$(.+?)' of type '(.+?)' used in position expecting type '(.+?)'",
        "VariableTypeMismatch",
        "Variable '{0}' of type '{1}' used in position expecting type '{2}'",
    ),
    (
        r"Field '(.+?)' must not have a selection since type '(.+?)'",
        "SubselectionNotAllowed",
        "Subselection not allowed on leaf type '{1}' of field '{0}'",
    ),
    (
        r"Field '(.+?)' of type '(.+?)' must have a selection",
        "SubselectionRequired",
        "Subselection required for type '{1}' of field '{0}'",
    ),
    (
        r"(?:Field '.+?' a|A)rgument '(.+?)' of type '.+?' is required",
        "MissingFieldArgument",
        "Missing field argument '{0}'",
    ),
)
"""How our engine says it, the kind that DataHub's gives it, and how that says it."""

_FOUND = re.compile(r"(?:found|Unexpected|Unexpected character:) (?:\w+ )?[\"']?(.*?)[\"']?\.?$")


def validation_message(error: GraphQLError, document: DocumentNode) -> str:
    """What is said of a document that does not fit the schema."""
    paths = (_path_to(document, node) for node in error.nodes or ())
    place = next(("/".join(path) for path in paths if path), "")
    for pattern, kind, words in _WORDS:
        if found := re.match(pattern, error.message):
            return f"Validation error ({kind}@[{place}]) : {words.format(*found.groups())}"
    said = error.message.partition(" Did you mean")[0]
    return f"Validation error (WrongType@[{place}]) : {said}"


def syntax_message(error: GraphQLSyntaxError) -> str:
    """What is said of a document that is not GraphQL."""
    place = error.locations[0] if error.locations else None
    line, column = (1, 1) if place is None else (place.line, place.column)
    found = _FOUND.search(error.message)
    token = found.group(1) if found else ""
    return f"Invalid syntax with offending token '{token}' at line {line} column {column}"


_INVALID_VALUE = re.compile(r"Variable '\$(.+?)' (?:got invalid value .*?; )?(.*)", re.DOTALL)


def coercion_message(error: GraphQLError) -> str:
    """What is said of a variable whose value does not fit its declared type."""
    found = _INVALID_VALUE.match(error.message)
    if found is None:
        return error.message
    return f"Variable '{found.group(1)}' has an invalid value: {found.group(2)}"


def null_message(path: Sequence[JsonValue], error: str) -> str:
    """What is said when a resolver had nothing for a field that is never null."""
    found = re.search(r"non-nullable field (\w+)\.(\w+)\.", error)
    owner = found.group(1) if found else ""
    return (
        f"The field at path '{_slashed(path)}' was declared as a non null type, but the code"
        " involved in retrieving data has wrongly returned a null value.  The graphql"
        " specification requires that the parent field be set to null, or if that is non nullable"
        " that it bubble up null to its parent and so on."
        f" The non-nullable type is within parent type '{owner}'"
    )


def serialization_message(path: Sequence[JsonValue], reason: str) -> str:
    """What is said when a value is not of its field's type."""
    return f"Can't serialize value ({_slashed(path)}) : {reason}"


def _slashed(path: Sequence[JsonValue]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f"/{step}" for step in path)


class _PathFinder(Visitor):
    """Notes the names of the fields and fragments around one node."""

    def __init__(self, wanted: Node) -> None:
        super().__init__()
        self.path: list[str] | None = None
        self._wanted = wanted
        self._names: list[str] = []

    def enter(self, node: Node, *_position: object) -> object:
        if isinstance(node, FieldNode | FragmentDefinitionNode):
            self._names.append(node.name.value)
        if node is self._wanted:
            self.path = list(self._names)
            return self.BREAK
        return None

    def leave(self, node: Node, *_position: object) -> None:
        if isinstance(node, FieldNode | FragmentDefinitionNode):
            self._names.pop()


def _path_to(document: DocumentNode, node: Node) -> list[str]:
    finder = _PathFinder(node)
    visit(document, finder)
    return finder.path or []
