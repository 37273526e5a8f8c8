"""`Draft`: collects the operations on one aspect."""

from __future__ import annotations

import functools
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.change import (
    NO_LISTS,
    AspectPatch,
    JsonValue,
    Operation,
    add,
    remove,
)
from mldh_graphql.changes.json_pointer import json_pointer
from mldh_graphql.changes.records import named_value_record
from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.times import millis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mldh_graphql.entities.metric import HyperParam, Metric
    from mldh_graphql.urns import Urn

__all__ = ["ARRAY_KEYS", "Draft"]

_quoted = encode_basestring

ARRAY_KEYS: Final[dict[str, tuple[str, ...]]] = {
    # Lists of texts: the text itself is the key.
    "groups": (),
    "inputs": (),
    "outputs": (),
    "outputUrls": (),
    "trainingJobs": (),
    "typeNames": (),
    "upstreamInstances": (),
    # Lists of records. `tags` is a list of texts on a model and of records in globalTags.
    "aliases": ("versionTag",),
    "elements": ("url",),
    "hyperParams": ("name",),
    "inputEdges": ("destinationUrn",),
    "outputEdges": ("destinationUrn",),
    "owners": ("owner", "type"),
    "properties": ("propertyUrn",),
    "terms": ("urn",),
    "trainingMetrics": ("name",),
}
"""By which members DataHub is to find the entries of each list."""


class Draft:
    """The operations on one aspect of one entity, as they come together."""

    __slots__ = ("_aspect", "_keys", "_operations", "_urn")

    def __init__(self, urn: Urn, aspect: str) -> None:
        self._urn = urn
        self._aspect = aspect
        self._operations: list[Operation] = []
        self._keys: dict[str, tuple[str, ...]] = {}

    def set(self, name: str, value: JsonValue) -> None:
        """Write a field, unless the value is ``None``."""
        if value is not None:
            self._operations.append(add(name, value=value))

    def unset(self, name: str) -> None:
        """Remove a field."""
        self._operations.append(remove(name))

    def put_in_map(self, name: str, entries: Mapping[str, str] | None) -> None:
        """Write entries of a map; others stay."""
        for key, value in (entries or {}).items():
            self._operations.append(add(name, key, value=value))

    def remove_from_map(self, name: str, keys: Iterable[str]) -> None:
        """Remove entries of a map."""
        self._operations.extend(remove(name, key) for key in keys)

    def put_text(self, name: str, texts: Iterable[str] | None) -> None:
        """Add texts to a list of texts; others stay, and none is there twice."""
        for text in texts or ():
            self.touch(name)
            self._operations.append(add(name, text, value=str(text)))

    def put_record(self, name: str, record: dict[str, JsonValue]) -> None:
        """Add a record to a list, or replace the one with the same keys."""
        self.touch(name)
        key = [str(record[member]) for member in self._keys[name]]
        self._operations.append(add(name, *key, value=record))

    def put_values(self, name: str, values: Sequence[Metric | HyperParam]) -> None:
        """Add metrics or hyper-parameters to a list, or replace those of the same names."""
        # A run has dozens of these; this is a tenth of the way through a dictionary.
        if values:
            self.touch(name)
        put = self._operations.append
        for each in values:
            key, value = each.name, each.value
            if value is None or each.description is not None:
                self.put_record(name, named_value_record(each))
                continue
            when = each.created_at
            stamp = "" if when is None else f', "createdAt": {millis(when)}'
            path = json_pointer(name, key) if "/" in key or "~" in key else f"/{name}/{key}"
            text = f'{{"name": {_quoted(key)}, "value": {_quoted(value)}{stamp}}}'
            put(Operation("ADD", path, text))

    def remove_from_list(self, name: str, *key: str) -> None:
        """Remove the entry with this key from a list."""
        self.touch(name)
        self._operations.append(remove(name, *key))

    def touch(self, name: str) -> None:
        """Make sure that a list is there, if only empty."""
        if name not in self._keys:
            keys = ("tag",) if self._aspect == "globalTags" and name == "tags" else ()
            self._keys[name] = ARRAY_KEYS.get(name, keys)

    def patch(
        self, *, create_only: tuple[Operation, ...] = (), otherwise: tuple[Operation, ...] = ()
    ) -> AspectPatch:
        """Return the patch."""
        return AspectPatch(
            urn=self._urn,
            aspect=self._aspect,
            operations=tuple(self._operations),
            array_primary_keys=_lists(tuple(self._keys.items())) if self._keys else NO_LISTS,
            create_only=create_only,
            otherwise=otherwise,
        )

    def patch_that_creates(self) -> AspectPatch:
        """Return the patch; one without operations still creates the aspect."""
        if not self._operations:
            # No aspect has a field of this name, so nothing can be lost.
            self._operations.append(remove("_"))
        return self.patch()

    def patches(self) -> tuple[AspectPatch, ...]:
        """Return the patch if there is anything to do."""
        return (self.patch(),) if self._operations else ()


@functools.lru_cache(maxsize=256)
def _lists(keys: tuple[tuple[str, tuple[str, ...]], ...]) -> FrozenMapping[str, tuple[str, ...]]:
    """Return the same mapping for the same lists: there are few, and they wait by the thousand."""
    return FrozenMapping(dict(keys))
