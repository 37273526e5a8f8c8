"""The resolvers, one file per noun, and the schema with all of them bound."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from ariadne import make_executable_schema
from graphql import (
    DefinitionNode,
    GraphQLInterfaceType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    parse,
    print_ast,
)

from mldh_graphql.server.resolvers import (
    entities,
    governance,
    patches,
    relationships,
    runs,
    search,
    server_info,
    status,
    structured_properties,
    versions,
)
from mldh_graphql.server.resolvers.containers import resolve_parent_containers
from mldh_graphql.server.resolvers.long import long_scalar
from mldh_graphql.server.resolvers.privileges import resolve_privileges
from mldh_graphql.server.resolvers.raw_aspects import resolve_aspects

if TYPE_CHECKING:
    from collections.abc import Callable

_BINDABLES = (
    long_scalar,
    entities.query,
    server_info.query,
    search.query,
    search.container,
    runs.data_process_instance,
    versions.version_set,
    versions.mutation,
    governance.mutation,
    status.mutation,
    structured_properties.mutation,
    relationships.entity,
    relationships.entity_with_relationships,
)

_FIELDS_OF_ENTITIES: dict[str, Callable[..., object]] = {
    "aspects": resolve_aspects,
    "exists": entities.resolve_exists,
    "parentContainers": resolve_parent_containers,
    "privileges": resolve_privileges,
}
"""What many types of entities have, though no interface says so."""

_PATCH_MUTATIONS = frozenset({"patchEntity", "patchEntities"})
_PATCH_TYPES = frozenset(
    {
        "ArrayPrimaryKeyInput",
        "PatchEntityInput",
        "PatchEntityResult",
        "PatchOperationInput",
        "PatchOperationType",
        "SystemMetadataInput",
    }
)


def executable_schema(*, patch_mutations: bool = True) -> GraphQLSchema:
    """The schema with its resolvers.

    Args:
        patch_mutations: Whether it has ``patchEntity`` and ``patchEntities`` with their types.
    """
    text = resources.files("mldh_graphql").joinpath("schema.graphql").read_text(encoding="utf-8")
    if patch_mutations:
        schema = make_executable_schema(text, *_BINDABLES, patches.mutation)
    else:
        schema = make_executable_schema(_without_patches(text), *_BINDABLES)
    entities.bind_entity_queries(schema)
    entity = schema.type_map["Entity"]
    if isinstance(entity, GraphQLInterfaceType):
        for implementation in schema.get_possible_types(entity):
            for name, resolver in _FIELDS_OF_ENTITIES.items():
                if name in implementation.fields:
                    implementation.fields[name].resolve = resolver
    return schema


def _without_patches(text: str) -> str:
    document = parse(text)
    kept: list[DefinitionNode] = []
    for definition in document.definitions:
        name = getattr(getattr(definition, "name", None), "value", None)
        if name in _PATCH_TYPES:
            continue
        if name == "Mutation" and isinstance(definition, ObjectTypeDefinitionNode):
            definition.fields = tuple(
                field for field in definition.fields if field.name.value not in _PATCH_MUTATIONS
            )
        kept.append(definition)
    document.definitions = tuple(kept)
    return print_ast(document)
