"""Introspection in good faith: DataHub answers questions about its schema, but not any number.

The standard introspection query passes, and so does one question about one type. Fields are
counted after merging, as they are executed: twice the same field at one place counts once.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode

from mldh_graphql.server.limits import is_included

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphql import DocumentNode, OperationDefinitionNode, SelectionSetNode

MAX_FIELDS = 500
MAX_DEPTH = 20

_ROOTS = ("__schema", "__type")
_ONCE = {
    **{name: f"Query.{name}" for name in _ROOTS},
    **{name: f"__Type.{name}" for name in ("fields", "inputFields", "interfaces", "possibleTypes")},
}
"""What may occur once in a whole question, by the coordinates that messages name."""


def bad_faith(
    document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object]
) -> str | None:
    """Tell why DataHub refuses to be asked about its schema like this.

    Args:
        document: A valid document.
        operation: The operation that is to be executed.
        variables: Coerced, defaults included.

    Returns:
        ``None`` for good questions, and for everything that is no question about the schema.
    """
    question = _Question(document, variables)
    roots = question.merged([operation.selection_set])
    if not any(nodes[0].name.value in _ROOTS for nodes in roots.values()):
        return None
    too_big = question.count(roots, 1, about_schema=False)
    if too_big is not None:
        return f"{_REFUSED} - the query is too big: {too_big}"
    for name, coordinates in _ONCE.items():
        if question.occurrences[name] > 1:
            return f"{_REFUSED} - {coordinates} is present too often!"
    return None


_REFUSED = "This request is not asking for introspection in good faith"


class _Question:
    """Counts the fields of one operation."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, object]) -> None:
        self._variables = dict(variables)
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._fields = 0
        self.occurrences: Counter[str] = Counter()

    def merged(self, selections: Sequence[SelectionSetNode | None]) -> dict[str, list[FieldNode]]:
        """The fields of several selection sets, those of one name in the answer together."""
        fields: dict[str, list[FieldNode]] = {}
        for one in selections:
            for node in self._expanded(one, set()):
                key = node.alias or node.name
                fields.setdefault(key.value, []).append(node)
        return fields

    def count(
        self, fields: Mapping[str, list[FieldNode]], level: int, *, about_schema: bool
    ) -> str | None:
        """Count ``fields`` and everything in them; tell when it is too much."""
        for nodes in fields.values():
            self._fields += 1
            if self._fields > MAX_FIELDS:
                return f"Maximum field count exceeded. {self._fields} > {MAX_FIELDS}"
            if level > MAX_DEPTH:
                return f"Maximum query depth exceeded. {level} > {MAX_DEPTH}"
            name = nodes[0].name.value
            inside = about_schema or name in _ROOTS
            if inside:
                self.occurrences[name] += 1
            inner = self.merged([node.selection_set for node in nodes])
            too_big = self.count(inner, level + 1, about_schema=inside)
            if too_big is not None:
                return too_big
        return None

    def _expanded(
        self, selections: SelectionSetNode | None, spread: set[str]
    ) -> Iterator[FieldNode]:
        for node in selections.selections if selections else ():
            if not is_included(node, self._variables):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._expanded(node.selection_set, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                fragment = self._fragments[node.name.value]
                yield from self._expanded(fragment.selection_set, spread)
