"""A patch as it arrives, and why one fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NODE_CLASSES = {
    bool: "BooleanNode",
    float: "DoubleNode",
    str: "TextNode",
    list: "ArrayNode",
    dict: "ObjectNode",
}


@dataclass(frozen=True, slots=True)
class PatchOperation:
    """One step of a patch.

    Attributes:
        op: ``add``, ``remove``, ``replace``, ``move``, ``copy`` or ``test``, in any case.
        path: A JSON pointer.
        value: A text that DataHub takes for JSON if it can.
    """

    op: str
    path: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class AspectPatch:
    """What a client wants changed in one aspect.

    Attributes:
        operations: The steps, applied in order, all or none.
        array_primary_keys: For arrays to be addressed by key: the members that make the key.
        force_generic: Whether to ignore the template that DataHub has for the aspect.
    """

    operations: Sequence[PatchOperation]
    array_primary_keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    force_generic: bool = False


class PatchFailed(Exception):  # noqa: N818 - named for what happened
    """DataHub refuses a patch; nothing of it is stored.

    Attributes:
        reason: What was wrong in the words of the library that found it. DataHub's own
            message, which is the text of this exception, often hides it.
    """

    reason: str

    def __init__(self, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.reason = message if reason is None else reason


class JsonPatchError(Exception):
    """The JSON Patch engine refuses an operation."""


class JavaFailure(Exception):  # noqa: N818 - stands for any Java exception
    """DataHub's code runs into an exception that is not about JSON Patch.

    Attributes:
        java_name: The Java class.
    """

    java_name: str

    def __init__(self, java_name: str, message: str) -> None:
        super().__init__(message)
        self.java_name = java_name


def cast_failure(value: object, wanted: str = "ObjectNode") -> JavaFailure:
    """The failure of taking one kind of JSON node for another."""
    package = "com.fasterxml.jackson.databind.node"
    found, wanted = f"{package}.{_node_class(value)}", f"{package}.{wanted}"
    return JavaFailure(
        "java.lang.ClassCastException",
        f"class {found} cannot be cast to class {wanted}"
        f" ({found} and {wanted} are in unnamed module of loader 'app')",
    )


def _node_class(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if -(2**31) <= value < 2**31:
            return "IntNode"
        return "LongNode" if -(2**63) <= value < 2**63 else "BigIntegerNode"
    return _NODE_CLASSES.get(type(value), "NullNode")
