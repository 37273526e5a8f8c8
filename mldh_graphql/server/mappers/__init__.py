"""Stored aspects as DataHub's GraphQL objects, without any I/O.

`map_entity` gives an entity's object under DataHub's field names, nulls included. Entities
inside it are `Stub`: the server loads them by URN. Fields that need more than the entity's
own aspects (``relationships``, ``lineage``, ``exists``, ``parentContainers``, …) are null.
"""

from __future__ import annotations

from mldh_graphql.server.mappers.entity import map_entity
from mldh_graphql.server.mappers.entity_types import (
    entity_stub,
    entity_type_enum,
    entity_type_of,
    object_typename,
    typename_of,
)
from mldh_graphql.server.mappers.run_event import map_run_event
from mldh_graphql.server.mappers.structured_properties import mapped_properties
from mldh_graphql.server.mappers.stub import GraphQLObject, GraphQLValue, Stub

__all__ = [
    "GraphQLObject",
    "GraphQLValue",
    "Stub",
    "entity_stub",
    "entity_type_enum",
    "entity_type_of",
    "map_entity",
    "map_run_event",
    "mapped_properties",
    "object_typename",
    "typename_of",
]
