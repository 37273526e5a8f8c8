"""The place of an entity in its version set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import resolved_audit_stamp
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def version_properties(entity: EntityResponse) -> GraphQLObject | None:
    """Return the entity's ``VersionProperties``, ``None`` if it belongs to no version set.

    Args:
        entity: A model or a dataset.
    """
    document = entity.aspect("versionProperties")
    if document is None:
        return None
    version_set = fields.urn(document, "versionSet")
    return {
        "versionSet": None
        if version_set is None
        else Stub("VersionSet", version_set.text, {"type": "VERSION_SET"}),
        "version": version_tag(document, "version"),
        "aliases": [_tag(alias) for alias in fields.records(document, "aliases") or []],
        "comment": fields.text(document, "comment"),
        "isLatest": fields.flag(document, "isLatest", default=False),
        "created": resolved_audit_stamp(document, "metadataCreatedTimestamp"),
        "createdInSource": resolved_audit_stamp(document, "sourceCreatedTimestamp"),
    }


def version_tag(document: JsonObject, field: str) -> GraphQLObject | None:
    """Return a ``VersionTag``, ``None`` if absent.

    Args:
        document: The record that has the tag.
        field: The tag's field.
    """
    tag = fields.record(document, field)
    return None if tag is None else _tag(tag)


def _tag(tag: JsonObject) -> GraphQLObject:
    return {"versionTag": fields.text(tag, "versionTag")}
