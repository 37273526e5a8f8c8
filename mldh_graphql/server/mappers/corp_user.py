"""Users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.forms import forms
from mldh_graphql.server.mappers.structured_properties import structured_properties
from mldh_graphql.server.mappers.stub import GraphQLObject, Stub
from mldh_graphql.server.mappers.tags import global_tags

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.mappers.entity_response import EntityResponse


def map_corp_user(entity: EntityResponse) -> GraphQLObject:
    """Return a user as ``CorpUser``.

    Args:
        entity: The user.
    """
    info = entity.aspect("corpUserInfo")
    status = entity.aspect("corpUserStatus")
    credentials = entity.aspect("corpUserCredentials")
    return {
        "username": entity.key_part(0),
        "properties": None
        if info is None
        else {**_person(info), "customProperties": custom_properties(info, entity.urn)},
        "info": None if info is None else {**_person(info), "customProperties": None},
        "editableProperties": _editable(entity),
        "status": None if status is None else fields.text(status, "status"),
        "isNativeUser": None
        if credentials is None
        else {"salt", "hashedPassword"} <= credentials.keys(),
        "tags": None,
        "globalTags": global_tags(entity),
        "structuredProperties": structured_properties(entity),
        "forms": forms(entity),
    }


def _person(info: JsonObject) -> GraphQLObject:
    manager = fields.urn(info, "managerUrn")
    texts = "displayName fullName firstName lastName email title departmentName countryCode"
    return {
        "active": fields.flag(info, "active", default=False),
        **{field: fields.text(info, field) for field in texts.split()},
        "departmentId": fields.integer(info, "departmentId"),
        "manager": None if manager is None else Stub("CorpUser", manager.text),
    }


def _editable(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("corpUserEditableInfo")
    if document is None:
        return None
    return {
        field: fields.text(document, field)
        for field in ("displayName", "title", "email", "aboutMe", "pictureLink", "slack", "phone")
    }
