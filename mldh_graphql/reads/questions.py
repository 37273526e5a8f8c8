"""What is asked of DataHub's index: relationships, lineage, searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql_api.enums import (
    EntityType,
    FilterOperator,
    LineageDirection,
    RelationshipDirection,
)
from mldh_graphql_api.input_types import (
    AndFilterInput,
    BatchUpdateSoftDeletedInput,
    FacetFilterInput,
    LineageInput,
    LinkVersionInput,
    RelationshipsInput,
    ScrollAcrossEntitiesInput,
    SearchAcrossEntitiesInput,
    SearchFlags,
    UnlinkVersionInput,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mldh_graphql.urns import MLModelUrn, Urn, VersionSetUrn

__all__ = [
    "PAGE",
    "lineage_question",
    "link_version_question",
    "relationships_question",
    "scroll_question",
    "search_question",
    "soft_delete_question",
    "unlink_version_question",
    "versions_question",
]

PAGE: Final = 1000
"""Links asked for at once: few requests, and an answer of some hundred kilobytes at most."""

_SEARCHED: Final = {
    "mlModel": EntityType.MLMODEL,
    "mlModelGroup": EntityType.MLMODEL_GROUP,
    "container": EntityType.CONTAINER,
    "dataProcessInstance": EntityType.DATA_PROCESS_INSTANCE,
    "dataset": EntityType.DATASET,
}


def relationships_question(
    types: Sequence[str], *, outgoing: bool, start: int = 0, count: int = PAGE
) -> RelationshipsInput:
    """Ask for the links of these types that leave an entity, or that lead to it."""
    # Newer servers answer a lone IsPartOf from a cache that knows no runs or models; a second
    # type, which nothing has, makes them ask the graph.
    asked = [*types, "_"] if list(types) == ["IsPartOf"] and not outgoing else list(types)
    direction = RelationshipDirection.OUTGOING if outgoing else RelationshipDirection.INCOMING
    return RelationshipsInput(types=asked, direction=direction, start=start, count=count)


def lineage_question(
    *, upstream: bool, start: int = 0, count: int = PAGE, include_ghosts: bool = False
) -> LineageInput:
    """Ask for the next hop of lineage; ghosts are linked entities that do not exist."""
    return LineageInput(
        direction=LineageDirection.UPSTREAM if upstream else LineageDirection.DOWNSTREAM,
        start=start,
        count=count,
        include_ghost_entities=include_ghosts,
    )


def scroll_question(
    entity_type: str,
    *,
    query: str,
    filters: Mapping[str, str],
    scroll_id: str | None,
    count: int,
    include_soft_deleted: bool,
) -> ScrollAcrossEntitiesInput:
    """Ask for the next page of entities of one type that match every filter."""
    asked = ScrollAcrossEntitiesInput(
        # Without types DataHub leaves runs out, and without the flag all but the latest version.
        types=[_SEARCHED[entity_type]],
        query=query,
        count=count,
        search_flags=SearchFlags(
            filter_non_latest_versions=False,
            include_soft_deleted=include_soft_deleted,
            skip_cache=True,
        ),
    )
    if scroll_id is not None:
        asked.scroll_id = scroll_id
    if filters:
        asked.or_filters = [
            AndFilterInput(
                and_=[
                    FacetFilterInput(field=field, values=[value], condition=FilterOperator.EQUAL)
                    for field, value in filters.items()
                ]
            )
        ]
    return asked


def search_question(urns: Sequence[Urn]) -> SearchAcrossEntitiesInput:
    """Ask which of these entities a search finds, soft-deleted and superseded ones included."""
    return SearchAcrossEntitiesInput(
        types=sorted({_SEARCHED[urn.entity_type] for urn in urns}),
        query="*",
        count=len(urns),
        search_flags=SearchFlags(
            filter_non_latest_versions=False, include_soft_deleted=True, skip_cache=True
        ),
        or_filters=_any_of("urn", urns),
    )


def members_question(
    version_sets: Sequence[Urn], *, start: int, count: int
) -> SearchAcrossEntitiesInput:
    """Ask for the models in these sets of versions, superseded ones included."""
    return SearchAcrossEntitiesInput(
        types=[EntityType.MLMODEL],
        query="*",
        start=start,
        count=count,
        search_flags=SearchFlags(filter_non_latest_versions=False, skip_cache=True),
        or_filters=_any_of("versionSet", version_sets),
    )


def _any_of(field: str, urns: Sequence[Urn]) -> list[AndFilterInput]:
    values = [str(urn) for urn in urns]
    allowed = FacetFilterInput(field=field, values=values, condition=FilterOperator.EQUAL)
    return [AndFilterInput(and_=[allowed])]


def soft_delete_question(urns: Sequence[Urn], *, deleted: bool) -> BatchUpdateSoftDeletedInput:
    """Ask for entities to be hidden, or shown again."""
    return BatchUpdateSoftDeletedInput(urns=[str(urn) for urn in urns], deleted=deleted)


def versions_question(*, start: int, count: int) -> SearchAcrossEntitiesInput:
    """Ask for a page of the versions of a set."""
    return SearchAcrossEntitiesInput(query="*", start=start, count=count)


def link_version_question(
    model: MLModelUrn, version_set: VersionSetUrn, version: str, comment: str | None
) -> LinkVersionInput:
    """Ask for a model to become the next version of a set."""
    asked = LinkVersionInput(
        version_set=str(version_set), linked_entity=str(model), version=version
    )
    if comment is not None:
        asked.comment = comment
    return asked


def unlink_version_question(model: MLModelUrn, version_set: VersionSetUrn) -> UnlinkVersionInput:
    """Ask for a model to leave a set of versions."""
    return UnlinkVersionInput(version_set=str(version_set), unlinked_entity=str(model))
