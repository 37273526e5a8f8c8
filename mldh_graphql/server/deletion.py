"""Hard deletion: nothing of an entity or aspect remains, its history included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.ingest import known_entity
from mldh_graphql.server.registry import TIMESERIES
from mldh_graphql.server.urn import Urn

if TYPE_CHECKING:
    from mldh_graphql.server.store import Store


def delete_entity(store: Store, urn: str) -> bool:
    """Delete an entity with all its aspects and events; what others store about it stays.

    Args:
        store: Where from.
        urn: The entity.

    Returns:
        Whether there was anything.

    Raises:
        IllegalArgumentException: The entity's type is unknown.
    """
    spec = known_entity(Urn.parse(urn).entity_type)
    with store.transaction() as transaction:
        names = [*store.aspects(urn), *(spec.aspects & TIMESERIES)]
        deleted = [transaction.delete(urn, name) for name in names]
    return any(deleted)


def delete_aspect(store: Store, urn: str, aspect: str) -> bool:
    """Delete one aspect; deleting the key aspect deletes the entity.

    Args:
        store: Where from.
        urn: The entity.
        aspect: The aspect's name.

    Returns:
        Whether there was anything.

    Raises:
        IllegalArgumentException: The entity's type is unknown.
    """
    if aspect == known_entity(Urn.parse(urn).entity_type).key_aspect:
        return delete_entity(store, urn)
    with store.transaction() as transaction:
        return transaction.delete(urn, aspect)
