"""The mutations ``linkAssetVersion`` and ``unlinkAssetVersion``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.conditional_writes import IF_VERSION_MATCH
from mldh_graphql.server.exceptions import (
    AuthorizationException,
    IllegalArgumentException,
    IllegalStateException,
    RuntimeJavaException,
)
from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.proposal import UI_SOURCE, Proposal
from mldh_graphql.server.sort_ids import INITIAL_SORT_ID, AlphanumericSortIdGenerator
from mldh_graphql.server.urn import Urn, UrnSyntaxError, key_aspect
from mldh_graphql.server.versioning import (
    GENERATED_SCHEME,
    VERSION_PROPERTIES,
    VERSION_SET_PROPERTIES,
    java_order,
    scheme_of,
)

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.ingest import Ingest
    from mldh_graphql.server.json_types import JsonObject

_UNKNOWN_ACTOR = "urn:li:corpuser:unknown"


@dataclass(frozen=True, slots=True)
class LinkVersionInput:
    """GraphQL's input type of the same name.

    Attributes:
        version_set: The set; made when it does not exist.
        linked_entity: What becomes its latest version; made when it does not exist.
        version: The version's label.
        comment: What is new.
        source_timestamp: When the version was made where it comes from, epoch milliseconds.
        source_creator: Who made it there, without ``urn:li:corpuser:``.
    """

    version_set: str
    linked_entity: str
    version: str
    comment: str | None = None
    source_timestamp: int | None = None
    source_creator: str | None = None


def link_asset_version(
    ingest: Ingest, link: LinkVersionInput, actor: Actor, *, enabled: bool = True
) -> str | None:
    """Make an entity the latest version in a version set.

    Args:
        ingest: The door to the store.
        link: What to link to what.
        actor: Who asks.
        enabled: Whether entity versioning is switched on; if not, nothing happens.

    Returns:
        The version set's URN; ``None`` when nothing was written, because versioning is switched
        off or the entity is in the set already.

    Raises:
        JavaException: A URN or the set does not fit, or the entity is in another set.
    """
    if not enabled:
        return None
    version_set, entity = _checked(link.version_set, link.linked_entity, actor)
    expected = str(key_aspect(version_set)["entityType"])
    if expected != entity.entity_type:
        raise IllegalArgumentException(
            f"Entity type must match Version Set's specified type: {expected}"
            f" invalid type: {entity.entity_type}"
        )
    sort_id = _next_sort_id(ingest, version_set.text)
    current = ingest.store.aspect(entity.text, VERSION_PROPERTIES)
    if current is not None:
        if current.value["versionSet"] == version_set.text:
            return None
        raise IllegalStateException(
            f"Version already exists for specified entity: {entity.text} for a different"
            f" Version Set: {current.value['versionSet']}"
        )
    ingest.ingest(
        [
            Proposal(
                entity.text,
                VERSION_PROPERTIES,
                "UPSERT",
                actor.urn,
                value=_properties(link, version_set, sort_id, actor, ingest.now_ms()),
                headers={IF_VERSION_MATCH: "-1"},
                system_metadata=_from_ui(ingest),
            )
        ]
    )
    return version_set.text


def unlink_asset_version(
    ingest: Ingest,
    version_set: str | None,
    unlinked_entity: str | None,
    actor: Actor,
    *,
    enabled: bool = True,
) -> str | None:
    """Take an entity out of a version set; the version before it becomes the latest.

    Which one that is says the search index, as stale as it is. When the index knows no earlier
    version the whole set is deleted.

    Args:
        ingest: The door to the store.
        version_set: The set.
        unlinked_entity: What leaves it.
        actor: Who asks.
        enabled: Whether entity versioning is switched on; if not, nothing happens.

    Returns:
        The version set's URN; ``None`` when nothing was written, because versioning is switched
        off or the entity has no version.

    Raises:
        JavaException: A URN does not fit, or the entity is in another set.
    """
    if not enabled:
        return None
    from_set, entity = _checked(version_set, unlinked_entity, actor)
    store = ingest.store
    current = store.aspect(entity.text, VERSION_PROPERTIES)
    if current is None:
        return None
    if current.value["versionSet"] != from_set.text:
        raise IllegalArgumentException(
            f"Version is not linked to specified version set: {from_set.text} but is linked to:"
            f" {current.value['versionSet']}"
        )
    entity_type = known_entity(entity.entity_type).name
    sort_id = java_order(str(current.value["sortId"]))
    earlier = [
        (java_order(ingest.index.field(urn, "versionSortId")), urn)
        for urn in ingest.index.find(entity_type, {"versionSet": from_set.text})
        if urn != entity.text
    ]
    properties = store.aspect(from_set.text, VERSION_SET_PROPERTIES)
    latest = properties is not None and properties.value["latest"] == entity.text
    with store.transaction() as transaction:
        transaction.delete(entity.text, VERSION_PROPERTIES, synchronous=True)
    if not latest:
        return from_set.text
    before = max((pair for pair in earlier if pair[0] < sort_id), default=None)
    if before is None:
        with store.transaction() as transaction:
            for name in store.aspects(from_set.text):
                transaction.delete(from_set.text, name, synchronous=True)
        return from_set.text
    value: JsonObject = {"versioningScheme": GENERATED_SCHEME, "latest": before[1]}
    proposal = Proposal(
        from_set.text,
        VERSION_SET_PROPERTIES,
        "UPSERT",
        actor.urn,
        value=value,
        system_metadata=_from_ui(ingest),
    )
    ingest.ingest([proposal])
    return from_set.text


def _checked(version_set: str | None, entity: str | None, actor: Actor) -> tuple[Urn, Urn]:
    set_urn = _parsed(version_set)
    if set_urn.entity_type != "versionSet":
        raise IllegalArgumentException(
            f"Version Set urn {version_set} must be of type Version Set."
        )
    entity_urn = _parsed(entity)
    if not (actor.can_edit(set_urn.text) and actor.can_edit(entity_urn.text)):
        raise AuthorizationException(
            f"{actor.urn} is unauthorized to UPDATE entities {version_set} and {entity}"
        )
    return set_urn, entity_urn


def _parsed(text: str | None) -> Urn:
    failure = f"Failed to retrieve entity with urn {text or 'null'}, invalid urn"
    if text is None:
        raise RuntimeJavaException(failure)
    try:
        return Urn.parse(text)
    except UrnSyntaxError as error:
        raise RuntimeJavaException(failure) from error


def _next_sort_id(ingest: Ingest, version_set: str) -> str:
    properties = ingest.store.aspect(version_set, VERSION_SET_PROPERTIES)
    if properties is None:
        return INITIAL_SORT_ID
    if scheme_of(properties.value) != GENERATED_SCHEME:
        raise IllegalArgumentException(f"Only versioning scheme supported is {GENERATED_SCHEME}")
    latest = ingest.store.aspect(str(properties.value["latest"]), VERSION_PROPERTIES)
    if latest is None:
        return INITIAL_SORT_ID
    return AlphanumericSortIdGenerator.increment(str(latest.value["sortId"]))


def _properties(
    link: LinkVersionInput, version_set: Urn, sort_id: str, actor: Actor, now_ms: int
) -> JsonObject:
    stamp: JsonObject = {"time": now_ms, "actor": actor.urn}
    properties: JsonObject = {
        "versionSet": version_set.text,
        "version": {"versionTag": link.version, "metadataAttribution": stamp},
        "sortId": sort_id,
        "versioningScheme": GENERATED_SCHEME,
        "metadataCreatedTimestamp": stamp,
    }
    if link.comment is not None:
        properties["comment"] = link.comment
    if link.source_timestamp is not None:
        creator = link.source_creator
        properties["sourceCreatedTimestamp"] = {
            "time": link.source_timestamp,
            "actor": _UNKNOWN_ACTOR if creator is None else f"urn:li:corpuser:{creator}",
        }
    return properties


def _from_ui(ingest: Ingest) -> JsonObject:
    return {**UI_SOURCE, "lastObserved": ingest.now_ms(), "runId": "no-run-id-provided"}
