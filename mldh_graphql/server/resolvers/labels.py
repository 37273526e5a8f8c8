"""Tags and glossary terms: putting them on entities and taking them off; making tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ariadne import MutationType

from mldh_graphql.server.governance.labels import TAGS, TERMS, add_labels, remove_labels
from mldh_graphql.server.governance.tags import create_tag
from mldh_graphql.server.resolvers.reach import context_of
from mldh_graphql.server.resolvers.resource_refs import resource_ref, resource_refs

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.json_types import JsonObject

mutation = MutationType()


@mutation.field("addTag")
def resolve_add_tag(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put a tag on an entity."""
    context = context_of(info)
    labels = [str(input["tagUrn"])]
    return add_labels(context.state.resources, TAGS, labels, [resource_ref(input)], context.actor)


@mutation.field("removeTag")
def resolve_remove_tag(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Take a tag off an entity."""
    context = context_of(info)
    labels = [str(input["tagUrn"])]
    return remove_labels(
        context.state.resources, TAGS, labels, [resource_ref(input)], context.actor
    )


@mutation.field("addTags")
def resolve_add_tags(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put tags on an entity."""
    context = context_of(info)
    labels = cast("list[str]", input["tagUrns"])
    return add_labels(context.state.resources, TAGS, labels, [resource_ref(input)], context.actor)


@mutation.field("batchAddTags")
def resolve_batch_add_tags(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put tags on entities, all or none."""
    context = context_of(info)
    labels = cast("list[str]", input["tagUrns"])
    targets = resource_refs(input["resources"])
    return add_labels(context.state.resources, TAGS, labels, targets, context.actor)


@mutation.field("batchRemoveTags")
def resolve_batch_remove_tags(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Take tags off entities, all or none."""
    context = context_of(info)
    labels = cast("list[str]", input["tagUrns"])
    targets = resource_refs(input["resources"])
    return remove_labels(context.state.resources, TAGS, labels, targets, context.actor)


@mutation.field("addTerm")
def resolve_add_term(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put a glossary term on an entity."""
    context = context_of(info)
    labels = [str(input["termUrn"])]
    return add_labels(context.state.resources, TERMS, labels, [resource_ref(input)], context.actor)


@mutation.field("removeTerm")
def resolve_remove_term(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Take a glossary term off an entity."""
    context = context_of(info)
    labels = [str(input["termUrn"])]
    return remove_labels(
        context.state.resources, TERMS, labels, [resource_ref(input)], context.actor
    )


@mutation.field("addTerms")
def resolve_add_terms(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put glossary terms on an entity."""
    context = context_of(info)
    labels = cast("list[str]", input["termUrns"])
    return add_labels(context.state.resources, TERMS, labels, [resource_ref(input)], context.actor)


@mutation.field("batchAddTerms")
def resolve_batch_add_terms(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Put glossary terms on entities, all or none."""
    context = context_of(info)
    labels = cast("list[str]", input["termUrns"])
    targets = resource_refs(input["resources"])
    return add_labels(context.state.resources, TERMS, labels, targets, context.actor)


@mutation.field("batchRemoveTerms")
def resolve_batch_remove_terms(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> bool:
    """Take glossary terms off entities, all or none."""
    context = context_of(info)
    labels = cast("list[str]", input["termUrns"])
    targets = resource_refs(input["resources"])
    return remove_labels(context.state.resources, TERMS, labels, targets, context.actor)


@mutation.field("createTag")
def resolve_create_tag(
    _root: object,
    info: GraphQLResolveInfo,
    *,
    input: JsonObject,  # noqa: A002  (the argument's name in DataHub)
) -> str:
    """Make a tag; the answer is its URN."""
    context = context_of(info)
    return create_tag(
        context.state.resources,
        str(input["name"]),
        context.actor,
        identity=cast("str | None", input.get("id")),
        description=cast("str | None", input.get("description")),
    )
