"""What DataHub's REST API answers when asked for aspects as they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["aspect_values"]


def aspect_values(answer: Iterable[object]) -> dict[str, dict[str, object]]:
    """Return the values in the answer, by URN and aspect; what has no value is left out."""
    found: dict[str, dict[str, object]] = {}
    for item in answer:
        if isinstance(item, dict) and isinstance(item.get("urn"), str):
            found[item["urn"]] = {
                name: aspect["value"]
                for name, aspect in item.items()
                if isinstance(aspect, dict) and isinstance(aspect.get("value"), dict)
            }
    return found
