"""Version sets: what is in them, and linking entities to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType, ObjectType

from mldh_graphql.server.asset_versions import (
    LinkVersionInput,
    link_asset_version,
    unlink_asset_version,
)
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.search import search
from mldh_graphql.server.search_filters import FacetFilter
from mldh_graphql.server.search_hits import SortCriterion

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()
version_set = ObjectType("VersionSet")


@version_set.field("versionsSearch")
def resolve_versions_search(
    source: dict[str, object],
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object]:
    """The versions in the set, the latest first unless asked otherwise."""
    return search(
        info,
        input,
        filters=(FacetFilter("versionSet", (str(source["urn"]),)),),
        sort=(SortCriterion("versionSortId", "DESCENDING"),),
        all_versions=True,
    )


@version_set.field("relationships")
def resolve_no_relationships(
    _source: object,
    _info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub, which ignores it)
) -> None:
    """Nothing: DataHub's schema has the field, but nobody answers it."""


@mutation.field("linkAssetVersion")
def resolve_link_asset_version(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object] | None:
    """Make an entity the latest version in a set; null when nothing was done."""
    context = context_of(info)
    link = LinkVersionInput(
        version_set=str(input["versionSet"]),
        linked_entity=str(input["linkedEntity"]),
        version=str(input["version"]),
        comment=cast("str | None", input.get("comment")),
        source_timestamp=cast("int | None", input.get("sourceTimestamp")),
        source_creator=cast("str | None", input.get("sourceCreator")),
    )
    return _stub(
        link_asset_version(
            context.state.ingest,
            link,
            context.actor,
            enabled=context.state.options.entity_versioning,
        )
    )


@mutation.field("unlinkAssetVersion")
def resolve_unlink_asset_version(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> dict[str, object] | None:
    """Take an entity out of a set; null when nothing was done."""
    context = context_of(info)
    return _stub(
        unlink_asset_version(
            context.state.ingest,
            cast("str | None", input.get("versionSet")),
            cast("str | None", input.get("unlinkedEntity")),
            context.actor,
            enabled=context.state.options.entity_versioning,
        )
    )


def _stub(urn: str | None) -> dict[str, object] | None:
    # DataHub does not load the set it answers with: its latest version reads as null.
    return None if urn is None else {"urn": urn, "type": "VERSION_SET"}
