"""Entities and links to changes: pure functions, no I/O.

`create_changes` and `update_changes` take an entity; `links` has the links between entities,
`fields` and `governance` single fields, `versions` a model's version. Every function returns a
tuple of `Change`: patches, run events, and in one case the removal of an aspect. Only
`mldh_graphql.changes.wire` knows the generated client.
"""

from mldh_graphql.changes.change import (
    AspectDelete,
    AspectPatch,
    Change,
    DatasetProfileWrite,
    JsonValue,
    Operation,
    RunEventWrite,
)
from mldh_graphql.changes.json_pointer import json_pointer
from mldh_graphql.changes.nouns import AnyEntity, create_changes, update_changes

__all__ = [
    "AnyEntity",
    "AspectDelete",
    "AspectPatch",
    "Change",
    "DatasetProfileWrite",
    "JsonValue",
    "Operation",
    "RunEventWrite",
    "create_changes",
    "json_pointer",
    "update_changes",
]
