"""Aspects that DataHub adds when it sees an entity for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.urn import key_aspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.registry import EntitySpec
    from mldh_graphql.server.store import Store
    from mldh_graphql.server.urn import Urn

_DEFAULT_DELIMITER = "."


def default_aspects(store: Store, urn: Urn, spec: EntitySpec) -> Iterator[tuple[str, JsonObject]]:
    """The aspects that come with the first write to ``urn``, the key aspect first.

    Args:
        store: Where a platform's delimiter is looked up.
        urn: An entity that does not exist yet.
        spec: The registry's entry for its type.

    Yields:
        Name and document of each aspect; what the batch or the store already has is not to be
        replaced by it.
    """
    key = key_aspect(urn)
    yield spec.key_aspect, key
    platform = key.get("platform")
    if "browsePathsV2" in spec.aspects:
        path: list[JsonValue] = [{"id": "Default"}]
        if spec.name == "dataset":
            path = _dataset_path(store, str(key["name"]), platform) or path
        yield "browsePathsV2", {"path": path}
    if "dataPlatformInstance" in spec.aspects and isinstance(platform, str):
        yield "dataPlatformInstance", {"platform": platform}


def _dataset_path(store: Store, name: str, platform: JsonValue) -> list[JsonValue]:
    folders = [part for part in name.lower().split(_delimiter(store, platform)) if part]
    return [{"id": folder} for folder in folders[:-1]]


def _delimiter(store: Store, platform: JsonValue) -> str:
    info = store.aspect(platform, "dataPlatformInfo") if isinstance(platform, str) else None
    delimiter = None if info is None else info.value.get("datasetNameDelimiter")
    # Only the first character counts.
    return delimiter[0] if isinstance(delimiter, str) and delimiter else _DEFAULT_DELIMITER
