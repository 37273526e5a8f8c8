"""URNs as DataHub reads them: far more lenient than the client that writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_START = "urn:"
_WORD = re.compile(r"[A-Za-z0-9_]+")
_NAMESPACE = re.compile(r"[a-z0-9-]+")
_MAX_NAMESPACE = 32


class UrnSyntaxError(ValueError):
    """A text is not a URN; says why in Java's words (``URISyntaxException``)."""

    def __init__(self, text: str, reason: str, index: int | None = None) -> None:
        where = "" if index is None else f" at index {index}"
        super().__init__(f"{reason}{where}: {text}")


@dataclass(frozen=True, slots=True)
class Urn:
    """The name of an entity.

    Attributes:
        entity_type: The type as written; DataHub ignores its case after the first letter.
        parts: The parts of the key: one, or those of the tuple in parentheses.
        text: The canonical text, under which the entity is stored and echoed.
        namespace: What stands before the type, ``li`` for all that DataHub writes itself.
    """

    entity_type: str
    parts: tuple[str, ...]
    text: str
    namespace: str = "li"

    @staticmethod
    def parse(text: str) -> Urn:
        """Take a text apart.

        Nothing but syntax is looked at: the type may be unknown, the parts too few.

        Args:
            text: The URN as somebody wrote it.

        Raises:
            UrnSyntaxError: DataHub does not take this for a URN.
        """
        return _parsed(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Urn:
    # Every write looks at the URNs in it half a dozen times.
    if not text.startswith(_START):
        raise UrnSyntaxError(text, f"Urn doesn't start with 'urn:'. Urn: {text}", 0)
    type_start = text.find(":", len(_START) + 1) + 1
    namespace = _namespace(text, type_start - 1)
    if not "a" <= text[type_start : type_start + 1] <= "z":
        reason = f"First char of entityType must be [a-z]! Urn: {text}"
        raise UrnSyntaxError(text, reason, type_start)
    entity_type, colon, key = text[type_start:].partition(":")
    if not _WORD.fullmatch(entity_type):
        raise UrnSyntaxError(text, f"entityType must have only [a-zA-Z_0-9] chars. Urn: {text}")
    if not colon:
        return Urn(entity_type, (), text, namespace)
    if not key:
        raise UrnSyntaxError(text, f"Urns with empty entityKey are not allowed. Urn: {text}")
    parts = _parts(text, key)
    if len(parts) == 1:
        # A single part loses its parentheses, whatever it then looks like.
        text = f"{_START}{namespace}:{entity_type}:{parts[0]}"
    return Urn(entity_type, parts, text, namespace)


def _namespace(text: str, end: int) -> str:
    if not "a" <= text[len(_START) : len(_START) + 1] <= "z":
        reason = f"First char of Urn namespace must be [a-z]! Urn: {text}"
        raise UrnSyntaxError(text, reason, len(_START))
    if end < 0:
        raise UrnSyntaxError(text, f"Missing second ':' char. Urn: {text}")
    namespace = text[len(_START) : end]
    if len(namespace) > _MAX_NAMESPACE:
        reason = f"Namespace length > {_MAX_NAMESPACE} chars. Urn: {text}"
        raise UrnSyntaxError(text, reason, end)
    if not _NAMESPACE.fullmatch(namespace):
        raise UrnSyntaxError(text, f"Chars in namespace must be [a-z0-9-]!. Urn: {text}")
    return namespace


def _parts(text: str, key: str) -> tuple[str, ...]:
    if "(" not in key and ")" not in key:
        return (key,)
    tuple_key = key.startswith("(")
    parts: list[str] = []
    depth = 0
    start = 1
    for index, character in enumerate(key):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                raise UrnSyntaxError(text, "mismatched paren nesting")
        elif character == "," and depth == 1 and tuple_key:
            parts.append(key[start:index])
            start = index + 1
    if depth != 0:
        raise UrnSyntaxError(text, "mismatched paren nesting")
    if not tuple_key:
        return (key,)
    # What follows the closing parenthesis joins the last part, with the parenthesis.
    parts.append(key[start : len(key) - 1] if key.endswith(")") else key[start:])
    if "" in parts:
        raise UrnSyntaxError(text, "empty part disallowed")
    return tuple(parts)
