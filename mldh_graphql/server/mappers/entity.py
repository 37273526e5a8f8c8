"""Any entity as its GraphQL object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.mappers.application import map_application
from mldh_graphql.server.mappers.assertion import map_assertion
from mldh_graphql.server.mappers.container import map_container
from mldh_graphql.server.mappers.corp_group import map_corp_group
from mldh_graphql.server.mappers.corp_user import map_corp_user
from mldh_graphql.server.mappers.data_flow import map_data_flow
from mldh_graphql.server.mappers.data_job import map_data_job
from mldh_graphql.server.mappers.data_platform import map_data_platform
from mldh_graphql.server.mappers.data_platform_instance import map_data_platform_instance
from mldh_graphql.server.mappers.data_process_instance import map_data_process_instance
from mldh_graphql.server.mappers.dataset import map_dataset
from mldh_graphql.server.mappers.domain import map_domain
from mldh_graphql.server.mappers.entity_response import EntityResponse
from mldh_graphql.server.mappers.entity_types import entity_type_enum, object_typename
from mldh_graphql.server.mappers.glossary_node import map_glossary_node
from mldh_graphql.server.mappers.glossary_term import map_glossary_term
from mldh_graphql.server.mappers.governance import labels
from mldh_graphql.server.mappers.ml_feature import map_ml_feature, map_ml_primary_key
from mldh_graphql.server.mappers.ml_feature_table import map_ml_feature_table
from mldh_graphql.server.mappers.ml_model import map_ml_model
from mldh_graphql.server.mappers.ml_model_group import map_ml_model_group
from mldh_graphql.server.mappers.ownership_type import map_ownership_type
from mldh_graphql.server.mappers.schema_field import map_schema_field
from mldh_graphql.server.mappers.structured_property import map_structured_property
from mldh_graphql.server.mappers.tag import map_tag
from mldh_graphql.server.mappers.text_record import TEXT_RECORDS
from mldh_graphql.server.mappers.tool_asset import map_chart, map_dashboard
from mldh_graphql.server.mappers.version_set import map_version_set
from mldh_graphql.server.registry import entity_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mldh_graphql.server.mappers.stub import GraphQLObject
    from mldh_graphql.server.stored import StoredAspect
    from mldh_graphql.server.urn import Urn

_MAPPERS: Mapping[str, Callable[[EntityResponse], GraphQLObject]] = {
    **TEXT_RECORDS,
    "application": map_application,
    "assertion": map_assertion,
    "chart": map_chart,
    "container": map_container,
    "corpGroup": map_corp_group,
    "corpuser": map_corp_user,
    "dashboard": map_dashboard,
    "dataFlow": map_data_flow,
    "dataJob": map_data_job,
    "dataPlatform": map_data_platform,
    "dataPlatformInstance": map_data_platform_instance,
    "dataProcessInstance": map_data_process_instance,
    "dataset": map_dataset,
    "document": labels,
    "domain": map_domain,
    "glossaryNode": map_glossary_node,
    "glossaryTerm": map_glossary_term,
    "mlFeature": map_ml_feature,
    "mlFeatureTable": map_ml_feature_table,
    "mlModel": map_ml_model,
    "mlModelGroup": map_ml_model_group,
    "mlPrimaryKey": map_ml_primary_key,
    "ownershipType": map_ownership_type,
    "schemaField": map_schema_field,
    "structuredProperty": map_structured_property,
    "tag": map_tag,
    "versionSet": map_version_set,
}


def map_entity(urn: Urn, aspects: Mapping[str, StoredAspect]) -> GraphQLObject:
    """Return an entity as the GraphQL object that DataHub makes of its aspects.

    An entity without aspects is an object too: what its URN tells, and nulls.

    Args:
        urn: The entity, which need not exist.
        aspects: Its aspects by name; the key aspect may be missing.

    Returns:
        DataHub's field names with their values; ``__typename`` names the type.

    Raises:
        JavaException: DataHub cannot map such an entity either; the class and the message are
            those that it fails with.
        IllegalArgumentException: The URN has too few or too many parts, or the entity type has
            no GraphQL type.
    """
    spec = entity_spec(urn.entity_type)
    entity_type = urn.entity_type if spec is None else spec.name
    typename = object_typename(entity_type)
    if typename is None:
        raise IllegalArgumentException(f"{urn.entity_type} has no GraphQL type")
    entity = EntityResponse(urn, aspects)
    entity.check_key()
    mapper = _MAPPERS.get(entity_type)
    return {
        "__typename": typename,
        "urn": urn.text,
        "type": entity_type_enum(entity_type),
        **({} if mapper is None else mapper(entity)),
    }
