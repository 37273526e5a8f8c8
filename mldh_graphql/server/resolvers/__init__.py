"""The resolvers, one file per noun, and the schema with all of them bound."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from graphql import (
    DefinitionNode,
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLSchema,
    ObjectTypeDefinitionNode,
    assert_valid_schema,
    build_ast_schema,
    parse,
)

from mldh_graphql.server.resolvers import (
    deprecation,
    descriptions,
    domains,
    entities,
    labels,
    lineage_edges,
    lineage_search,
    links,
    owners,
    patches,
    privileges,
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
from mldh_graphql.server.resolvers.raw_aspects import resolve_aspects

if TYPE_CHECKING:
    from collections.abc import Callable

_BINDABLES = (
    long_scalar,
    entities.query,
    server_info.query,
    privileges.query,
    search.query,
    search.container,
    lineage_search.query,
    runs.data_process_instance,
    versions.version_set,
    versions.mutation,
    deprecation.mutation,
    descriptions.mutation,
    domains.mutation,
    labels.mutation,
    lineage_edges.mutation,
    links.mutation,
    owners.mutation,
    status.mutation,
    structured_properties.mutation,
    relationships.entity,
    relationships.entity_with_relationships,
)

_FIELDS_OF_ENTITIES: dict[str, Callable[..., object]] = {
    "aspects": resolve_aspects,
    "exists": entities.resolve_exists,
    "parentContainers": resolve_parent_containers,
    "privileges": privileges.resolve_privileges,
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
    document = parse(text, no_location=True)
    if not patch_mutations:
        _drop_patches(document)
    # Not by ariadne's make_executable_schema: what that does to enums for the sake of Python's
    # Enum classes, which are not used here, breaks them with graphql-core 3.2.14.
    schema = build_ast_schema(document)
    assert_valid_schema(schema)
    for bindable in (*_BINDABLES, *((patches.mutation,) if patch_mutations else ())):
        bindable.bind_to_schema(schema)
    entities.bind_entity_queries(schema)
    entity = schema.type_map["Entity"]
    if isinstance(entity, GraphQLInterfaceType):
        for implementation in schema.get_possible_types(entity):
            for name, resolver in _FIELDS_OF_ENTITIES.items():
                if name in implementation.fields:
                    implementation.fields[name].resolve = resolver
    return schema


def _drop_patches(document: DocumentNode) -> None:
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
