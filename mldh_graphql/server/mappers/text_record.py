"""Entities whose GraphQL object is little more than texts of their key and of one aspect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject, GraphQLValue


@dataclass(frozen=True, slots=True)
class TextRecord:
    """How such an entity is mapped.

    Attributes:
        aspect: Where the texts are.
        texts: The aspect's field by GraphQL field.
        key: GraphQL fields of the key's parts, in the order of the parts.
        within: The GraphQL field that holds the texts; the entity itself when ``None``.
        constants: Fields that are always the same.
    """

    aspect: str
    texts: Mapping[str, str]
    key: tuple[str, ...] = ()
    within: str | None = None
    constants: Mapping[str, GraphQLValue] = field(default_factory=dict)

    def __call__(self, entity: EntityResponse) -> GraphQLObject:
        """Return the entity's GraphQL object.

        Args:
            entity: An entity of the type that this record describes.
        """
        document = entity.aspect(self.aspect)
        texts: GraphQLObject = {
            name: fields.text(document or {}, source) for name, source in self.texts.items()
        }
        inner: GraphQLObject = (
            texts if self.within is None else {self.within: None if document is None else texts}
        )
        key = {name: entity.key_part(index) for index, name in enumerate(self.key) if name}
        return {**self.constants, **key, **inner}


_TITLED = {"name": "title", "description": "description", "externalUrl": "externalUrl"}
_NAMED = {"name": "name", "description": "description"}
_QUALIFIED = {
    "qualifiedName": "qualifiedName",
    "displayName": "displayName",
    "description": "description",
}

TEXT_RECORDS: Mapping[str, TextRecord] = {
    "chart": TextRecord("chartInfo", _TITLED, ("tool", "chartId"), "properties"),
    "dashboard": TextRecord("dashboardInfo", _TITLED, ("tool", "dashboardId"), "properties"),
    "dataHubAccessToken": TextRecord("dataHubAccessTokenInfo", {"name": "name"}, ("id",)),
    "dataHubExecutionRequest": TextRecord("dataHubExecutionRequestInput", {}, ("id",)),
    "dataHubPolicy": TextRecord("dataHubPolicyInfo", {"name": "displayName"}),
    "dataHubRole": TextRecord("dataHubRoleInfo", _NAMED),
    "dataHubView": TextRecord("dataHubViewInfo", {"name": "name"}),
    "dataProduct": TextRecord(
        "dataProductProperties", {**_NAMED, "externalUrl": "externalUrl"}, within="properties"
    ),
    "dataType": TextRecord("dataTypeInfo", _QUALIFIED, within="info"),
    "entityType": TextRecord("entityTypeInfo", _QUALIFIED, within="info"),
    "erModelRelationship": TextRecord("erModelRelationshipProperties", {}, ("id",)),
    "form": TextRecord("formInfo", _NAMED, within="info"),
    "incident": TextRecord("incidentInfo", {"title": "title", "description": "description"}),
    "metric": TextRecord("metricInfo", {}, ("", "path", "id")),
    "notebook": TextRecord(
        "notebookInfo",
        {"title": "title", "description": "description", "externalUrl": "externalUrl"},
        ("tool", "notebookId"),
        "info",
    ),
    "role": TextRecord(
        "roleProperties",
        {**_NAMED, "type": "type", "requestUrl": "requestUrl"},
        ("id",),
        "properties",
        {"isAssignedToMe": False},
    ),
    "semanticModel": TextRecord("semanticModelInfo", {}, ("", "path", "id")),
    "test": TextRecord("testInfo", {**_NAMED, "category": "category"}),
}
"""The entities that are mapped this way, by entity type."""
