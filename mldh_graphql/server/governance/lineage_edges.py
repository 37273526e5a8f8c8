"""The mutation ``updateLineage``: edges that people draw between datasets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import (
    IllegalArgumentException,
    JavaException,
    RuntimeJavaException,
    UnsupportedOperationException,
)
from mldh_graphql.server.governance.resources import Resources, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject

_ELSEWHERE = frozenset({"chart", "dashboard", "dataJob"})
"""Types that DataHub draws edges of too, in aspects of their own."""


@dataclass(frozen=True, slots=True)
class LineageEdge:
    """GraphQL's input type of the same name."""

    downstream: str
    upstream: str


def update_lineage(
    resources: Resources,
    to_add: Sequence[LineageEdge],
    to_remove: Sequence[LineageEdge],
    actor: Actor,
) -> bool:
    """Draw and erase edges of lineage.

    Nothing happens to edges whose downstream end is of another type, models and runs
    included: DataHub says nothing about it either.

    Args:
        resources: The entities.
        to_add: Edges to draw; those that are there already stay as they are.
        to_remove: Edges to erase, after the others were drawn.
        actor: Who asks.

    Returns:
        ``True``.

    Raises:
        JavaException: An end does not exist, or an edge into a dataset does not begin at one.
    """
    edges = [*to_add, *to_remove]
    for edge in edges:
        for urn in (edge.upstream, edge.downstream):
            kind = parsed(urn).entity_type
            resources.authorize(
                actor,
                urn,
                f"Unauthorized to edit {kind} lineage. Please contact your DataHub administrator.",
            )
    for urn in dict.fromkeys(edge.downstream for edge in edges):
        _check_exists(resources, urn)
        kind = parsed(urn).entity_type
        if kind in _ELSEWHERE:
            raise UnsupportedOperationException(
                f"The local DataHub cannot change the lineage of a {kind}."
            )
        if kind == "dataset":
            try:
                _change(
                    resources,
                    urn,
                    [edge.upstream for edge in to_add if edge.downstream == urn],
                    [edge.upstream for edge in to_remove if edge.downstream == urn],
                    actor,
                )
            except JavaException as error:
                raise RuntimeJavaException(f"Failed to update lineage for urn {urn}") from error
    for urn in dict.fromkeys(edge.upstream for edge in edges):
        _check_exists(resources, urn)
    return True


def _change(
    resources: Resources, urn: str, added: list[str], removed: list[str], actor: Actor
) -> None:
    for upstream in added:
        if parsed(upstream).entity_type != "dataset":
            raise IllegalArgumentException(
                "Tried to add lineage edge with non-dataset node when we expect a dataset."
                f" Upstream urn: {upstream}"
            )
        if not resources.exists(upstream):
            raise IllegalArgumentException(f"Error: urn does not exist: {upstream}")
    aspect = resources.aspect(urn, "upstreamLineage")
    known = aspect.get("upstreams")
    upstreams = [one for one in known if isinstance(one, dict)] if isinstance(known, list) else []
    present = [one["dataset"] for one in upstreams]
    upstreams += [
        _upstream(resources, upstream, actor)
        for upstream in dict.fromkeys(added)
        if upstream not in present
    ]
    kept = [one for one in upstreams if one["dataset"] not in removed]
    value: JsonObject = {**aspect, "upstreams": [*kept]}
    resources.write(
        [(urn, "upstreamLineage", value)], actor, f"Failed to update dataset lineage for urn {urn}"
    )


def _upstream(resources: Resources, urn: str, actor: Actor) -> JsonObject:
    return {
        "dataset": urn,
        "type": "TRANSFORMED",
        "auditStamp": resources.stamp(actor),
        "created": resources.stamp(actor),
        "properties": {"source": "UI"},
    }


def _check_exists(resources: Resources, urn: str) -> None:
    if not resources.exists(urn):
        raise IllegalArgumentException(
            f"Cannot upsert lineage as downstream urn {urn} doesn't exist"
        )
