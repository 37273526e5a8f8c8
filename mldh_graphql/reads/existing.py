"""Which entities exist, and whether they have what may be written only once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["present_aspects"]

_ASPECTS: Final = {
    "Container": ("properties", "containerProperties"),
    "DataProcessInstance": ("properties", "dataProcessInstanceProperties"),
    "MLModel": ("version_properties", "versionProperties"),
}


def present_aspects(results: Iterable[object] | None) -> dict[str, frozenset[str]]:
    """Return the entities that exist, each with those of its guarded aspects that it has.

    Args:
        results: The answer to ``getExisting``.
    """
    found: dict[str, frozenset[str]] = {}
    for result in results or ():
        urn: object = getattr(result, "urn", None)
        if not isinstance(urn, str):
            continue
        field, aspect = _ASPECTS.get(getattr(result, "typename__", ""), ("", ""))
        there = bool(field) and getattr(result, field, None) is not None
        found[urn] = frozenset({aspect} if there else ())
    return found
