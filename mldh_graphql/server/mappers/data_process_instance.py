"""Process instances, such as training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.mappers import aspect_fields as fields
from mldh_graphql.server.mappers.audit_stamp import audit_stamp
from mldh_graphql.server.mappers.container import parent_container
from mldh_graphql.server.mappers.custom_properties import custom_properties
from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.mappers.hyper_params import measured
from mldh_graphql.server.mappers.platform import data_platform_instance, instance_platform
from mldh_graphql.server.mappers.status import status
from mldh_graphql.server.mappers.sub_types import sub_types

if TYPE_CHECKING:
    from mldh_graphql.server.mappers.entity_response import EntityResponse
    from mldh_graphql.server.mappers.stub import GraphQLObject, Stub


def map_data_process_instance(entity: EntityResponse) -> GraphQLObject:
    """Return a process instance as ``DataProcessInstance``.

    Args:
        entity: The process instance.
    """
    properties = entity.aspect("dataProcessInstanceProperties") or {}
    return {
        "exists": None,
        "status": status(entity),
        "state": None,
        "created": audit_stamp(properties, "created"),
        "name": fields.text(properties, "name"),
        "relationships": None,
        "lineage": None,
        "externalUrl": fields.text(properties, "externalUrl"),
        "properties": _properties(entity),
        "dataPlatformInstance": data_platform_instance(entity),
        "subTypes": sub_types(entity),
        "container": parent_container(entity),
        "platform": instance_platform(entity),
        "parentContainers": None,
        "mlTrainingRunProperties": _training_run(entity),
        "parentTemplate": _parent_template(entity),
    }


def _properties(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("dataProcessInstanceProperties")
    if document is None:
        return None
    return {
        "name": fields.text(document, "name"),
        "externalUrl": fields.text(document, "externalUrl"),
        "created": audit_stamp(document, "created"),
        "customProperties": custom_properties(document, entity.urn),
    }


def _training_run(entity: EntityResponse) -> GraphQLObject | None:
    document = entity.aspect("mlTrainingRunProperties")
    if document is None:
        return None
    return {
        "id": fields.text(document, "id"),
        "outputUrls": fields.texts(document, "outputUrls"),
        "hyperParams": measured(document, "hyperParams"),
        "trainingMetrics": measured(document, "trainingMetrics"),
    }


def _parent_template(entity: EntityResponse) -> Stub | None:
    template = fields.urn(entity.aspect("dataProcessInstanceRelationships") or {}, "parentTemplate")
    return None if template is None else entity_stub(template)
