"""What DataHub adds to a document before a patch, so that missing parents do not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.patch.operations import cast_failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.json_types import JsonObject, JsonValue
    from mldh_graphql.server.patch.operations import PatchOperation


def populate_top_level_keys(document: JsonObject, operations: Sequence[PatchOperation]) -> None:
    """Add an empty object for every missing name on the way to what is patched, in place.

    All of it happens before the first operation. The last name counts as well if it is to be
    removed or is empty. Arrays are never made, and their elements cannot be passed through.

    Args:
        document: The document to be patched.
        operations: All operations of the patch.

    Raises:
        JavaFailure: A path leads through an array or a scalar.
    """
    for operation in operations:
        names = operation.path.split("/")
        to_last = operation.op.lower() == "remove" or not names[-1]
        parent: JsonValue = document
        # What stands before the first slash is not looked at here.
        for name in names[1 : len(names) if to_last else len(names) - 1]:
            key = name.replace("~1", "/").replace("~0", "~")
            if not isinstance(parent, dict):
                raise cast_failure(parent)
            parent = parent.setdefault(key, {})
