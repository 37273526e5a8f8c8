"""`QueuedPatch`: a patch that waits to be sent, as the text that will be sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.changes.wire import operations_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import AspectPatch

__all__ = ["QueuedPatch"]


class QueuedPatch:
    """A patch of one aspect, encoded when its call was made.

    Hundreds of entities wait at a time. As text they take little memory, and nothing of them has
    to be walked through again: neither by Python's garbage collector nor to make the request.

    Args:
        patch: What is to be done.

    Attributes:
        aspect: The aspect.
        keys: The lists that are patched, each with the members that identify an entry.
        is_guarded: Whether a refusal may just mean that something was there already.
        size: How many characters it has.
    """

    __slots__ = ("_first", "_second", "aspect", "is_guarded", "keys", "size")

    def __init__(self, patch: AspectPatch) -> None:
        self.aspect = patch.aspect
        self.keys: Mapping[str, tuple[str, ...]] = patch.array_primary_keys
        self.is_guarded = patch.has_second_attempt
        always = operations_text(patch.operations)
        self._first = self._second = always
        if patch.create_only:
            self._first = _joined(operations_text(patch.create_only), always)
        if patch.otherwise:
            self._second = _joined(operations_text(patch.otherwise), always)
        self.size = len(self._first)

    def operations(self, attempt: int) -> str:
        """Return what to send in an attempt, 1 or 2; an empty text if there is nothing to do."""
        return self._first if attempt == 1 else self._second


def _joined(first: str, second: str) -> str:
    return f"{first},{second}" if first and second else first or second


def steps_of(operations: str) -> list[tuple[str, str]]:
    """Return what each operation of a text does, and where."""
    return [(each["op"], each["path"]) for each in json.loads(f"[{operations}]")]
