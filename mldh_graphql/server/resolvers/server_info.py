"""What the server says about itself and about who asks: ``appConfig`` and ``me``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ariadne import QueryType
from graphql import GraphQLObjectType

from mldh_graphql.server.mappers.entity_types import entity_stub
from mldh_graphql.server.resolvers.reach import context_of, parsed_urn

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

query = QueryType()


@query.field("appConfig")
def resolve_app_config(_root: object, info: GraphQLResolveInfo) -> dict[str, object]:
    """The release and the feature flags: DataHub's defaults, except where options say otherwise."""
    options = context_of(info).state.options
    return {
        "appVersion": options.server_version,
        "featureFlags": {
            "entityVersioningEnabled": options.entity_versioning,
            "readOnlyModeEnabled": False,
            "logicalModelsEnabled": False,
            "businessAttributeEntityEnabled": False,
            "nestedDomainsEnabled": True,
            "showManageStructuredProperties": True,
            "dataContractsEnabled": True,
        },
        "policiesConfig": {"enabled": True},
        "lineageConfig": {"supportsImpactAnalysis": True},
        "telemetryConfig": {"enableThirdPartyLogging": False},
        "semanticSearchConfig": {"enabled": False, "enabledEntities": [], "embeddingConfig": None},
    }


@query.field("me")
def resolve_me(_root: object, info: GraphQLResolveInfo) -> dict[str, object]:
    """The user whose token was sent, or whom the server takes for the sender."""
    actor = context_of(info).actor
    privileges = info.schema.type_map["PlatformPrivileges"]
    fields = privileges.fields if isinstance(privileges, GraphQLObjectType) else {}
    return {
        "corpUser": entity_stub(parsed_urn(actor.urn)),
        "platformPrivileges": dict.fromkeys(fields, actor.can_edit(actor.urn)),
    }
