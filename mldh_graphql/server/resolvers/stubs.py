"""Entities inside entities: known by URN until more of them is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode

from mldh_graphql.server.mappers.stub import Stub
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Sequence

    from graphql import GraphQLResolveInfo, SelectionSetNode


def resolve_member(source: object, info: GraphQLResolveInfo, **_arguments: object) -> object:
    """Take the field from what the mapper made; load it when it is an entity.

    This is the resolver of every field that has none of its own.
    """
    value = source.get(info.field_name) if isinstance(source, dict) else None
    return loaded(value, info)


def loaded(value: object, info: GraphQLResolveInfo) -> object:
    """``value``, with stubs replaced by what is asked of them.

    A stub of which only the identity is asked stays one: nothing is loaded, so nothing
    can fail.
    """
    if isinstance(value, Stub):
        return _loaded(value, info, _asked(info))
    if isinstance(value, list | tuple) and any(isinstance(element, Stub) for element in value):
        asked = _asked(info)
        return [_loaded(one, info, asked) if isinstance(one, Stub) else one for one in value]
    return value


def identity(stub: Stub) -> dict[str, object]:
    """The stub itself as a GraphQL object, without loading anything."""
    return {"__typename": stub.typename, "urn": stub.urn, **stub.members}


def _loaded(
    stub: Stub, info: GraphQLResolveInfo, asked: frozenset[str]
) -> dict[str, object] | Awaitable[object] | None:
    if stub.urn is None:
        return None
    known = identity(stub)
    if asked <= known.keys():
        return known
    return context_of(info).load(stub.typename, stub.urn)


def _asked(info: GraphQLResolveInfo) -> frozenset[str]:
    """The names of the fields selected on the value of the field that is being resolved."""
    return frozenset(
        name for node in info.field_nodes for name in _names(node.selection_set, info, set())
    )


def _names(
    selections: SelectionSetNode | None, info: GraphQLResolveInfo, seen: set[str]
) -> Iterator[str]:
    nodes: Sequence[object] = () if selections is None else selections.selections
    for node in nodes:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _names(node.selection_set, info, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            yield from _names(info.fragments[node.name.value].selection_set, info, seen)
