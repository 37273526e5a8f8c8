"""The scalar ``Long``: 64-bit integers, also as text in what clients send."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ariadne import ScalarType
from graphql import GraphQLError, IntValueNode, StringValueNode

if TYPE_CHECKING:
    from graphql import ValueNode

long_scalar = ScalarType("Long")

_INTEGER = re.compile(r"[+-]?\d+")
_BITS = 64


@long_scalar.serializer
def serialize_long(value: object) -> int:
    """A stored number as it goes to the client."""
    return _long(value)


@long_scalar.value_parser
def parse_long(value: object) -> int:
    """A number or its text, from a variable."""
    return _long(value)


@long_scalar.literal_parser
def parse_long_literal(node: ValueNode, _variables: object = None) -> int:
    """A number or its text, from the document."""
    if isinstance(node, IntValueNode | StringValueNode):
        return _long(node.value)
    raise _not_a_long(type(node).__name__)


def _long(value: object) -> int:
    number: int | None = None
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        number = int(value)
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    if number is None or not -(2 ** (_BITS - 1)) <= number < 2 ** (_BITS - 1):
        raise _not_a_long(type(value).__name__)
    return number


def _not_a_long(found: str) -> GraphQLError:
    return GraphQLError(
        f"Expected a value that can be converted to type 'Long' but it was a '{found}'"
    )
