"""Links of an entity to anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.links import (
    Link,
    add_link,
    remove_link,
    update_link,
    upsert_link,
)
from mldh_graphql.server.resolvers.reach import context_of

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("addLink")
def resolve_add_link(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Add a link that the entity does not have yet."""
    context = context_of(info)
    return add_link(context.state.resources, str(input["resourceUrn"]), _link(input), context.actor)


@mutation.field("upsertLink")
def resolve_upsert_link(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Add a link, or replace the one with the same URL and label."""
    context = context_of(info)
    return upsert_link(
        context.state.resources, str(input["resourceUrn"]), _link(input), context.actor
    )


@mutation.field("updateLink")
def resolve_update_link(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Replace a link by another one."""
    context = context_of(info)
    current = Link(str(input["currentUrl"]), str(input["currentLabel"]))
    return update_link(
        context.state.resources, str(input["resourceUrn"]), current, _link(input), context.actor
    )


@mutation.field("removeLink")
def resolve_remove_link(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Remove the links with a URL, or the one that has the label, too."""
    context = context_of(info)
    return remove_link(
        context.state.resources,
        str(input["resourceUrn"]),
        str(input["linkUrl"]),
        context.actor,
        label=cast("str | None", input.get("label")),
    )


def _link(given: JsonObject) -> Link:
    settings = given.get("settings")
    shown = settings.get("showInAssetPreview") if isinstance(settings, dict) else None
    return Link(str(given["linkUrl"]), str(given["label"]), cast("bool | None", shown))
