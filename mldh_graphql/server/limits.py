"""How large a GraphQL request may be, counted as DataHub counts.

DataHub refuses a text that is too long or has too many tokens before it parses it, and an
operation that is too deep or too complex before it executes it. It tells so in two kinds of
errors (``InvalidSyntax`` and ``ExecutionAborted``), hence the two functions.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Lexer,
    OperationDefinitionNode,
    Source,
    TokenKind,
    value_from_ast_untyped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphql import DocumentNode, SelectionNode, SelectionSetNode, Token, ValueNode

MAX_COMPLEXITY = 2000
MAX_DEPTH = 50
MAX_CHARACTERS = 1_048_576
MAX_TOKENS = 15_000
MAX_WHITESPACE_TOKENS = 200_000
MAX_RULE_DEPTH = 500

# How many grammar rules one level of nesting enters, and how many there are around all levels.
_RULES = {TokenKind.BRACE_L: 3, TokenKind.BRACKET_L: 2, TokenKind.PAREN_L: 2}
_RULES_AROUND = 5
_TOKEN_LIMITS = {
    "grammar": MAX_TOKENS,
    "comments": MAX_TOKENS,
    "whitespace": MAX_WHITESPACE_TOKENS,
}
_CLOSING = frozenset({TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R})

# A fragment of the web frontend's, which asks for the lineage of every result.
_FRONTEND_FRAGMENT = "searchResultFields"


_Selection: TypeAlias = FieldNode | FragmentSpreadNode | InlineFragmentNode


class Cost(NamedTuple):
    """The size of an operation with its fragments expanded."""

    complexity: int
    """One per field, ``__typename`` excepted, and one per element of a list named ``input``."""
    depth: int
    """The length of the longest chain of nested fields."""


def refused_text(text: str) -> str | None:
    """Tell why DataHub's parser stops reading a request, or None if the text is not too large.

    A text with a syntax error is judged up to that error.
    """
    if len(text) > MAX_CHARACTERS:
        return _cancelled(f"{MAX_CHARACTERS:,} characters have been presented")
    most_rules = sum(text.count(kind.value) * rules for kind, rules in _RULES.items())
    if len(text) < MAX_TOKENS and most_rules + _RULES_AROUND <= MAX_RULE_DEPTH:
        return None  # too small a text for anything that is counted below
    counts: Counter[str] = Counter()
    open_rules = [_RULES_AROUND]
    for token, ignored in _tokens(text):
        counts["whitespace"] += ignored
        counts["comments" if token.kind is TokenKind.COMMENT else "grammar"] += 1
        for kind, limit in _TOKEN_LIMITS.items():
            if counts[kind] > limit:
                return _cancelled(f"{limit:,} '{kind}' tokens have been presented")
        if token.kind in _RULES:
            open_rules.append(open_rules[-1] + _RULES[token.kind])
        elif token.kind in _CLOSING and len(open_rules) > 1:
            open_rules.pop()
        if open_rules[-1] > MAX_RULE_DEPTH:
            return _cancelled(f"{MAX_RULE_DEPTH:,} deep 'grammar' rules have been entered")
    return None


def _tokens(text: str) -> Iterator[tuple[Token, int]]:
    """Read tokens up to the end or an error, each with the ignored characters before it.

    The end is a token too, and so is each ignored character, as they are for DataHub's parser.
    """
    lexer, end = Lexer(Source(text)), 0
    with contextlib.suppress(GraphQLSyntaxError):
        while True:
            token = lexer.read_next_token(end)
            yield token, token.start - end
            if token.kind is TokenKind.EOF:
                return
            end = token.end


def refused_operation(
    document: DocumentNode, operation_name: str | None, variables: Mapping[str, object]
) -> str | None:
    """Tell why DataHub aborts an operation, or None if it is neither too deep nor too complex."""
    complexity, depth = cost(document, operation_name, variables)
    if depth > MAX_DEPTH:
        return f"maximum query depth exceeded {depth} > {MAX_DEPTH}"
    if complexity > MAX_COMPLEXITY:
        return f"maximum query complexity exceeded {complexity} > {MAX_COMPLEXITY}"
    return None


def cost(
    document: DocumentNode, operation_name: str | None, variables: Mapping[str, object]
) -> Cost:
    """Measure one operation of a valid document.

    Args:
        document: A document that passed validation: its fragments exist and have no cycles.
        operation_name: May be None if there is one operation. The cost of an operation that is
            not in the document is 0.
        variables: As the request gave them. Defaults are taken from the operation.
    """
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        if operation_name in (None, operation.name.value if operation.name else None):
            values = {
                definition.variable.name.value: value_from_ast_untyped(definition.default_value)
                for definition in operation.variable_definitions
                if definition.default_value
            }
            return _Measure(document, values | dict(variables)).of(operation.selection_set)
    return Cost(0, 0)


def is_included(selection: SelectionNode, variables: dict[str, object]) -> bool:
    """Whether ``@skip`` and ``@include`` leave a selection in.

    Args:
        selection: A field or fragment of a valid document.
        variables: As the request gave them, with defaults.
    """
    conditions: dict[str, object] = {
        directive.name.value: value_from_ast_untyped(directive.arguments[0].value, variables)
        for directive in selection.directives
        if directive.name.value in ("skip", "include")
    }
    return conditions.get("skip") is not True and conditions.get("include") is not False


class _Measure:
    """Measures selections under fixed variables; each fragment once, however often spread."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, object]) -> None:
        self._variables = dict(variables)
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._costs: dict[str, Cost] = {}

    def of(self, selections: SelectionSetNode | None) -> Cost:
        costs = [self._selection(selection) for selection in self._included(selections)]
        return Cost(
            sum(one.complexity for one in costs), max((one.depth for one in costs), default=0)
        )

    def _included(self, selections: SelectionSetNode | None) -> Iterator[_Selection]:
        nodes = cast("Sequence[_Selection]", selections.selections if selections else ())
        return (node for node in nodes if is_included(node, self._variables))

    def _selection(self, selection: _Selection) -> Cost:
        if isinstance(selection, FieldNode):
            inner = self.of(selection.selection_set)
            own = 0 if selection.name.value == "__typename" else 1 + self._extra(selection)
            return Cost(own + inner.complexity, 1 + inner.depth)
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set)
        name = selection.name.value
        if name not in self._costs:
            self._costs[name] = self.of(self._fragments[name].selection_set)
        return self._costs[name]

    def _extra(self, field: FieldNode) -> int:
        """Count the elements of a batch, and the lineage that the frontend asks for."""
        given = next((item.value for item in field.arguments if item.name.value == "input"), None)
        if given is None:
            return 0
        value = self._value(given)
        if isinstance(value, list | tuple):
            return len(value)
        count = value.get("count") if isinstance(value, Mapping) else None
        if isinstance(count, int) and count > 1 and self._asks_as_the_frontend(field):
            return 2 * count
        return 0

    @staticmethod
    def _asks_as_the_frontend(field: FieldNode) -> bool:
        return any(
            isinstance(spread, FragmentSpreadNode) and spread.name.value == _FRONTEND_FRAGMENT
            for results in _subfields(field, "searchResults")
            for entity in _subfields(results, "entity")
            for spread in (entity.selection_set.selections if entity.selection_set else ())
        )

    def _value(self, node: ValueNode) -> object:
        value: object = value_from_ast_untyped(node, self._variables)
        return value


def _subfields(field: FieldNode, name: str) -> Iterator[FieldNode]:
    for selection in field.selection_set.selections if field.selection_set else ():
        if isinstance(selection, FieldNode) and selection.name.value == name:
            yield selection


def _cancelled(what: str) -> str:
    return f"More than {what}. To prevent Denial Of Service attacks, parsing has been cancelled."
