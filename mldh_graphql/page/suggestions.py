"""What can stand where the cursor is, in an operation that is still being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSyntaxError,
    GraphQLUnionType,
    Lexer,
    Source,
    Token,
    TokenKind,
    get_named_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import GraphQLSchema


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What can stand at a place.

    Attributes:
        of: The type, or the field with the arguments, that it belongs to.
        names: What can stand there, in the order of the schema.
        typed: What stands there already, and begins all of them.
    """

    of: str = ""
    names: tuple[str, ...] = ()
    typed: str = ""


@dataclass(slots=True)
class _Frame:
    """A pair of brackets that is still open.

    Attributes:
        named: The type of which fields are selected or written; ``None`` where nothing is known.
        field: The field of which arguments are written, if the brackets hold arguments.
        last: What was named last inside.
    """

    named: GraphQLNamedType | None = None
    field: GraphQLField | None = None
    field_name: str = ""
    last: GraphQLField | GraphQLArgument | GraphQLInputField | None = None
    last_name: str = ""

    @property
    def members(self) -> Mapping[str, GraphQLField | GraphQLArgument | GraphQLInputField]:
        """What can be named inside."""
        if self.field is not None:
            arguments: Mapping[str, GraphQLArgument] = self.field.args
            return arguments
        if isinstance(
            self.named, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
        ):
            fields: Mapping[str, GraphQLField | GraphQLInputField] = self.named.fields
            return fields
        return {}


def suggestions(schema: GraphQLSchema, before: str) -> Suggestions:
    """Return what can stand next in a document.

    Args:
        schema: What the document is written for.
        before: What stands before the place.
    """
    tokens = list(_tokens(before))
    typed = ""
    if tokens and tokens[-1].kind is TokenKind.NAME and tokens[-1].end == len(before):
        typed = tokens.pop().value or ""
    frames = [_Frame()]
    for place, token in enumerate(tokens):
        _read(schema, frames, tokens[:place], token)
    return _suggested(schema, frames[-1], tokens, typed)


def _tokens(text: str) -> Iterator[Token]:
    lexer = Lexer(Source(text))
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            yield token
    except GraphQLSyntaxError:
        return  # The cursor is inside a text that has no end yet.


def _read(schema: GraphQLSchema, frames: list[_Frame], before: list[Token], token: Token) -> None:
    frame = frames[-1]
    match token.kind:
        case TokenKind.NAME:
            _name(schema, frame, before, token.value or "")
        case TokenKind.BRACE_L if len(frames) == 1:
            frames.append(_Frame(frame.named or schema.query_type))
            frame.named = None
        case TokenKind.BRACE_L:
            inside = get_named_type(frame.last.type) if frame.last else None
            if frame.named is not None and before[-2:-1] and before[-2].value == "on":
                inside = schema.type_map.get(before[-1].value or "")
            frames.append(_Frame(inside))
        case TokenKind.PAREN_L:
            field = frame.last if isinstance(frame.last, GraphQLField) else None
            frames.append(_Frame(field=field, field_name=frame.last_name))
        case TokenKind.BRACE_R | TokenKind.PAREN_R if len(frames) > 1:
            frames.pop()


def _name(schema: GraphQLSchema, frame: _Frame, before: list[Token], name: str) -> None:
    previous = before[-1].value if before else None
    if before and before[-1].kind is TokenKind.AT:
        return  # A directive takes no part in this.
    if name == "query":
        frame.named = frame.named or schema.query_type
    elif name == "mutation" and not frame.members:
        frame.named = schema.mutation_type
    elif previous == "on" and not frame.members:
        frame.named = schema.type_map.get(name)
    if name in frame.members:
        frame.last, frame.last_name = frame.members[name], name


def _suggested(
    schema: GraphQLSchema, frame: _Frame, tokens: list[Token], typed: str
) -> Suggestions:
    last = _asking(tokens)
    of = frame.field_name if frame.field is not None else frame.named.name if frame.named else ""
    names = tuple(frame.members)
    if (
        last is not None
        and last.value == "on"
        and isinstance(frame.named, GraphQLInterfaceType | GraphQLUnionType)
    ):
        names = tuple(sorted(each.name for each in schema.get_possible_types(frame.named)))
    elif (
        last is not None
        and last.kind is TokenKind.COLON
        # What follows an alias is a field as well.
        and isinstance(frame.last, GraphQLArgument | GraphQLInputField)
    ):
        inside = get_named_type(frame.last.type)
        of = inside.name
        names = tuple(inside.values) if isinstance(inside, GraphQLEnumType) else ()
    return Suggestions(of, tuple(each for each in names if each.startswith(typed)), typed)


def _asking(tokens: list[Token]) -> Token | None:
    """Return what the next token follows, not counting the beginning of a list."""
    rest = list(tokens)
    while rest and rest[-1].kind in (TokenKind.NAME, TokenKind.BRACKET_L):
        if rest.pop().kind is TokenKind.BRACKET_L:
            tokens = rest
    return tokens[-1] if tokens else None
