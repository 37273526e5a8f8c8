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
    readable = (
        _INTEGER.fullmatch(value) is not None
        if isinstance(value, str)
        else isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0
    )
    if readable and isinstance(value, str | int | float):
        number = int(value)
        if -(2**63) <= number < 2**63:
            return number
    raise _not_a_long(type(value).__name__)


def _not_a_long(found: str) -> GraphQLError:
    return GraphQLError(
        f"Expected a value that can be converted to type 'Long' but it was a '{found}'"
    )
