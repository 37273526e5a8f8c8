"""Patches of the same aspect as one patch, where that cannot make a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from mldh_graphql.bulk.queued_patch import QueuedPatch, steps_of
from mldh_graphql.changes.wire import patch_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mldh_graphql.json_text import JSONText
    from mldh_graphql.urns import Urn

__all__ = ["SentPatch", "merged_patches"]

Step: TypeAlias = tuple[str, str]
"""What an operation does, and where."""

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


class SentPatch(NamedTuple):
    """A patch as it is sent, and as DataHub's answer is compared with it.

    Attributes:
        urn: The entity.
        aspect_name: The aspect.
        text: The whole patch as GraphQL input.
    """

    urn: Urn
    aspect_name: str
    text: JSONText


class _Merged:
    """Patches of one aspect that have become one.

    Args:
        patch: The first.
        operations: What it does in the attempt that is sent.
    """

    __slots__ = ("_above", "_added", "_aspect", "_keys", "_strict", "_texts")

    def __init__(self, patch: QueuedPatch, operations: str) -> None:
        self._aspect = patch.aspect
        self._texts = [operations]
        self._keys = patch.keys
        self._added: set[str] | None = None
        self._strict: set[str] = set()
        self._above: set[str] = set()

    def absorb(self, patch: QueuedPatch, operations: str) -> bool:
        """Take a later patch in; return whether that is the same as applying it afterwards."""
        if self._added is None:
            self._added = set()
            self._note(steps_of(self._texts[0]))
        steps = steps_of(operations)
        if not self._same_keys(patch, steps) or not all(map(self._independent, steps)):
            return False
        self._texts.append(operations)
        self._keys = {**self._keys, **patch.keys}
        self._note(steps)
        return True

    def sent(self, urn: Urn) -> SentPatch:
        """Return it as GraphQL input."""
        text = patch_text(urn, self._aspect, ",".join(self._texts), self._keys)
        return SentPatch(urn, self._aspect, text)

    def _note(self, steps: Iterable[Step]) -> None:
        added = self._added if self._added is not None else set()
        for op, path in steps:
            (added if op == "ADD" else self._strict).add(path)
            self._above.update(_above(path))

    def _same_keys(self, patch: QueuedPatch, steps: Iterable[Step]) -> bool:
        for name, members in patch.keys.items():
            known = self._keys.get(name)
            if known is None and (name in _REQUIRED_LISTS or self._touches(f"/{name}")):
                return False
            if known is not None and known != members:
                return False
        unlisted = self._keys.keys() - patch.keys.keys()
        return not unlisted or not any(_top(path) in unlisted for _, path in steps)

    def _touches(self, path: str) -> bool:
        added = self._added or set()
        return path in added or path in self._strict or path in self._above

    def _independent(self, step: Step) -> bool:
        (op, path), added = step, self._added or set()
        if path in self._above or path in self._strict:
            return False
        if path in added:
            return op == "ADD" and self._aspect not in _JUDGED
        above = _above(path)
        if not above and path not in _OPTIONAL and op == "ADD":
            return False
        return not any(each in added or each in self._strict for each in above)


def merged_patches(urn: Urn, patches: Iterable[tuple[QueuedPatch, int]]) -> list[SentPatch]:
    """Return patches of one entity as GraphQL input, as few as possible, in order.

    Their outcome is that of applying one after the other. DataHub applies several patches of one
    aspect in a request so, and those that cannot be merged stay several.

    Args:
        urn: The entity.
        patches: Each with the attempt to send, 1 or 2.
    """
    due = [(patch, text) for patch, attempt in patches if (text := patch.operations(attempt))]
    if len({patch.aspect for patch, _ in due}) == len(due):
        return [
            SentPatch(urn, patch.aspect, patch_text(urn, patch.aspect, text, patch.keys))
            for patch, text in due
        ]
    done: list[_Merged] = []
    last: dict[str, _Merged] = {}
    for patch, operations in due:
        merged = last.get(patch.aspect)
        if merged is None or not merged.absorb(patch, operations):
            merged = last[patch.aspect] = _Merged(patch, operations)
            done.append(merged)
    return [each.sent(urn) for each in done]


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
