"""The entities that governance mutations work on, as their inputs name them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mldh_graphql.server.governance.resources import ResourceRef

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue


def resource_ref(given: JsonObject) -> ResourceRef:
    """The entity (or field of a dataset's schema) that an input is about."""
    return ResourceRef(
        urn=str(given["resourceUrn"]),
        sub_resource=cast("str | None", given.get("subResource")),
        sub_resource_type=cast("str | None", given.get("subResourceType")),
    )


def resource_refs(given: JsonValue) -> list[ResourceRef]:
    """The entities of a batch; DataHub's schema allows nulls among them, which name nothing."""
    return [resource_ref(one) for one in objects(given) if one is not None]


def objects(values: JsonValue) -> list[JsonObject]:
    """A list of input objects."""
    return cast("list[JsonObject]", values or [])
