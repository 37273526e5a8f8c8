"""Aspects as a batch sees them while it is applied: what is stored, and its own writes on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from mldh_graphql.server.json_types import JsonObject
    from mldh_graphql.server.proposal import ChangeItem
    from mldh_graphql.server.store import Store, StoredAspect


@dataclass(slots=True)
class Write:
    """One aspect that the batch writes.

    Attributes:
        urn: The entity, in canonical form.
        entity_type: The entity's type as the registry spells it.
        aspect: The aspect's name.
        value: The document so far; later items of the batch, hooks and side effects replace it.
        stored: What was stored before the batch.
        item: The last item that asked for it, or that caused it.
        proposed: Whether an item of the batch asked for it, not a default or a side effect.
    """

    urn: str
    entity_type: str
    aspect: str
    value: JsonObject
    stored: StoredAspect | None
    item: ChangeItem
    proposed: bool


class Batch:
    """The aspects of one transaction, in memory until all of it is known to be good.

    Args:
        store: What is stored.
        new: Entities of which nothing is stored; they are not looked for.
    """

    def __init__(self, store: Store, new: Collection[str] = ()) -> None:
        self._store = store
        self._new = new
        self._writes: dict[tuple[str, str], Write] = {}
        self._before: dict[tuple[str, str], StoredAspect | None] = {}

    @property
    def writes(self) -> list[Write]:
        """What is to be written, in the order in which aspects were first touched."""
        return list(self._writes.values())

    def write_of(self, urn: str, aspect: str) -> Write | None:
        """What the batch writes to an aspect, ``None`` when it leaves it alone."""
        return self._writes.get((urn, aspect))

    def stored(self, urn: str, aspect: str) -> StoredAspect | None:
        """An aspect as it was before the batch."""
        if urn in self._new:
            return None
        key = (urn, aspect)
        if key not in self._before:
            self._before[key] = self._store.aspect(urn, aspect)
        return self._before[key]

    def current(self, urn: str, aspect: str) -> JsonObject | None:
        """An aspect as the batch would leave it if it ended now."""
        write = self._writes.get((urn, aspect))
        if write is not None:
            return write.value
        stored = self.stored(urn, aspect)
        return None if stored is None else stored.value

    def put(
        self,
        urn: str,
        entity_type: str,
        aspect: str,
        value: JsonObject,
        item: ChangeItem,
        *,
        proposed: bool = False,
    ) -> None:
        """Make ``value`` the aspect's document; only the last one of a batch is written.

        Args:
            urn: The entity, in canonical form.
            entity_type: The entity's type as the registry spells it.
            aspect: The aspect's name.
            value: The whole, valid document.
            item: The item that asks for it or causes it.
            proposed: Whether ``item`` itself asks for it.
        """
        known = self._writes.get((urn, aspect))
        if known is None:
            stored = self.stored(urn, aspect)
            write = Write(urn, entity_type, aspect, value, stored, item, proposed)
            self._writes[urn, aspect] = write
        else:
            known.value = value
            if proposed:
                known.item = item
                known.proposed = True
