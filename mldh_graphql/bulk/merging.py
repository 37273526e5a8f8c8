"""Patches of the same aspect as one patch, where that cannot make a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.wire import patch_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.changes import AspectPatch, JsonValue, Operation

__all__ = ["merged_documents"]

_OPTIONAL: Final = frozenset(
    {
        "/comment",
        "/description",
        "/externalUrl",
        "/id",
        "/lastModified",
        "/qualifiedName",
        "/type",
    }
)
"""Fields that no aspect demands. A patch that DataHub would refuse for want of a field must not be
saved by a later one that brings it."""

_REQUIRED_LISTS: Final = frozenset({"inputs", "outputs", "upstreamInstances"})

_JUDGED: Final = frozenset({"structuredProperties"})
"""Aspects whose values DataHub judges: a wrong one must not be hidden by the next."""


class _Merged:
    """Patches of one aspect that have become one.

    Args:
        patch: The first.
        operations: What it does in the attempt that is sent.
    """

    def __init__(self, patch: AspectPatch, operations: tuple[Operation, ...]) -> None:
        self._first = patch
        self._operations = list(operations)
        self._keys = dict(patch.array_primary_keys)
        self._added: set[str] | None = None
        self._strict: set[str] = set()
        self._above: set[str] = set()

    def absorb(self, patch: AspectPatch, operations: tuple[Operation, ...]) -> bool:
        """Take a later patch in; return whether that is the same as applying it afterwards."""
        if self._added is None:
            self._added = set()
            self._note(self._operations)
        if not self._same_keys(patch, operations) or not all(map(self._independent, operations)):
            return False
        self._operations.extend(operations)
        self._keys.update(patch.array_primary_keys)
        self._note(operations)
        return True

    def document(self) -> dict[str, JsonValue]:
        """Return it as GraphQL input."""
        return patch_document(self._first.urn, self._first.aspect, self._operations, self._keys)

    def _note(self, operations: Iterable[Operation]) -> None:
        added = self._added if self._added is not None else set()
        for operation in operations:
            (added if operation.op == "ADD" else self._strict).add(operation.path)
            self._above.update(_above(operation.path))

    def _same_keys(self, patch: AspectPatch, operations: tuple[Operation, ...]) -> bool:
        for name, members in patch.array_primary_keys.items():
            known = self._keys.get(name)
            if known is None and (name in _REQUIRED_LISTS or self._touches(f"/{name}")):
                return False
            if known is not None and known != members:
                return False
        unlisted = self._keys.keys() - patch.array_primary_keys.keys()
        return not unlisted or not any(_top(each.path) in unlisted for each in operations)

    def _touches(self, path: str) -> bool:
        added = self._added or set()
        return path in added or path in self._strict or path in self._above

    def _independent(self, operation: Operation) -> bool:
        path, added = operation.path, self._added or set()
        if path in self._above or path in self._strict:
            return False
        if path in added:
            return operation.op == "ADD" and self._first.aspect not in _JUDGED
        above = _above(path)
        if not above and path not in _OPTIONAL and operation.op == "ADD":
            return False
        return not any(each in added or each in self._strict for each in above)


def merged_documents(
    patches: Iterable[tuple[AspectPatch, int]],
) -> list[dict[str, JsonValue]]:
    """Return patches of one entity as GraphQL input, as few as possible, in order.

    Their outcome is that of applying one after the other. DataHub applies several patches of one
    aspect in a request so, and those that cannot be merged stay several.

    Args:
        patches: Each with the attempt to send, 1 or 2.
    """
    done: list[_Merged] = []
    last: dict[str, _Merged] = {}
    for patch, attempt in patches:
        operations = patch.first_attempt if attempt == 1 else patch.second_attempt
        if not operations:
            continue
        merged = last.get(patch.aspect)
        if merged is None or not merged.absorb(patch, operations):
            merged = last[patch.aspect] = _Merged(patch, operations)
            done.append(merged)
    return [each.document() for each in done]


def _above(path: str) -> list[str]:
    """Return the paths that lead to this one, without the root."""
    found = []
    end = path.find("/", 1)
    while end >= 0:
        found.append(path[:end])
        end = path.find("/", end + 1)
    return found


def _top(path: str) -> str:
    return path[1:].partition("/")[0]
