"""What a URN must look like before it is sent: DataHub's own rules, and a few stricter ones.

DataHub silently drops a write to a URN that breaks some of its rules and still reports success,
so every rule is checked here first. Beyond what DataHub refuses, these are refused as well:

* another namespace than ``li``, and an entity type in the wrong upper and lower case
* whitespace at the edge of the URN or of a part, of any kind, and invisible characters there
* control characters and line breaks anywhere
* ``,`` ``(`` ``)`` unencoded in a part, unless the part is a URN itself
* ``(a)`` where a single part stands without parentheses, and text after the last parenthesis
* a platform that is not the URN of a platform; a flow that is not the URN of a flow
* the entity type of a version set that DataHub does not have
* every nested URN that breaks one of these rules
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from typing import Final

from mldh_graphql.urns.key_fields import FABRIC_TYPES, KEY_FIELDS, KeyField

__all__ = [
    "KEY_SEPARATOR",
    "LONGEST_URN",
    "decode_part",
    "encode_part",
    "encoded_length",
    "is_plain",
    "problem_of_text",
    "problem_of_urn",
    "split_urn",
]

KEY_SEPARATOR: Final = "␟"
"""DataHub joins keys with it, so no URN may hold it."""

LONGEST_URN: Final = 512
"""Bytes, counted as an HTML form would encode the URN."""

_ENCODINGS: Final = {",": "%2C", "(": "%28", ")": "%29", KEY_SEPARATOR: "%E2%90%9F"}
_ENCODED: Final = str.maketrans(_ENCODINGS)
_RESERVED: Final = re.compile(r"[,()]")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.-]{1,256}")
_ENTITY_TYPE: Final = re.compile(r"[a-z][A-Za-z0-9_]*")
_ONE_BYTE_WHEN_ENCODED: Final = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_ "
)


def encode_part(text: str) -> str:
    """Return the text as it stands inside a URN.

    Only ``,``, ``(``, ``)`` and ``␟`` are replaced. ``%`` is not, so ``a,b`` and ``a%2Cb`` make
    the same URN, as they do in DataHub's own SDK.
    """
    return text.translate(_ENCODED)


def is_plain(text: str) -> bool:
    """Return whether a text is so ordinary that no rule about texts or lengths can refuse it."""
    return type(text) is str and _PLAIN.fullmatch(text) is not None


def decode_part(part: str) -> str:
    """Return a part of a URN as a person would write it: the opposite of `encode_part`."""
    for char, encoded in _ENCODINGS.items():
        part = re.sub(encoded, char, part, flags=re.IGNORECASE)
    return part


def encoded_length(text: str) -> int:
    """Return how many bytes the text has when it is encoded as in an HTML form."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded) + 2 * len(encoded.translate(None, _ONE_BYTE_WHEN_ENCODED))


def split_urn(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the entity type and the parts of the key, without checking either."""
    _, _, rest = text.partition(":")
    _, _, rest = rest.partition(":")
    entity_type, _, key = rest.partition(":")
    if not (key.startswith("(") and key.endswith(")")):
        return entity_type, (key,)
    if key.count("(") == 1 and key.count(")") == 1:
        return entity_type, tuple(key[1:-1].split(","))
    parts, depth, start = [], 0, 1
    for index, char in enumerate(key[1:-1], start=1):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append(key[start:index])
            start = index + 1
    return entity_type, (*parts, key[start:-1])


def problem_of_text(text: str) -> str | None:
    """Return what makes the text unfit to be, or to be part of, a URN; ``None`` if nothing."""
    if not text:
        return "it is empty"
    if text != text.strip():
        return "it starts or ends with whitespace"
    return None if text.isascii() and text.isprintable() else _problem_of_characters(text)


def _problem_of_characters(text: str) -> str | None:
    for char in text:
        if char == KEY_SEPARATOR:
            return "it holds ␟ (U+241F), which DataHub reserves"
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}:
            return f"it holds the control character U+{ord(char):04X}"
    for char in (text[0], text[-1]):
        if unicodedata.category(char) == "Cf":
            return f"it starts or ends with the invisible character U+{ord(char):04X}"
    return None


@functools.lru_cache(maxsize=4096)
def problem_of_urn(text: str) -> str | None:
    """Return the first thing that is wrong with a URN, in words; ``None`` if it is sound."""
    problem = problem_of_text(text)
    if problem:
        return problem
    if not text.startswith("urn:li:"):
        return "it does not start with 'urn:li:'"
    entity_type, colon, key = text.removeprefix("urn:li:").partition(":")
    if entity_type not in KEY_FIELDS:
        return _unknown_entity_type(entity_type)
    if not colon or not key:
        return f"nothing follows 'urn:li:{entity_type}'"
    size = encoded_length(text)
    if size > LONGEST_URN and entity_type != "schemaField":
        return (
            f"it is too long: {size} bytes when URL-encoded (':', ',' and '/' count as 3, "
            f"letters beyond ASCII as 6 or more), and DataHub takes {LONGEST_URN}"
        )
    return _problem_of_key(key, KEY_FIELDS[entity_type])


def _unknown_entity_type(entity_type: str) -> str:
    if not entity_type:
        return "no entity type follows 'urn:li:'"
    said = f"DataHub has no entity type {entity_type!r}"
    folded = {known.lower(): known for known in KEY_FIELDS}
    close = difflib.get_close_matches(entity_type.lower(), folded, n=1)
    return f"{said}; did you mean {folded[close[0]]!r}?" if close else said


def _problem_of_key(key: str, fields: tuple[KeyField, ...]) -> str | None:
    if len(fields) == 1:
        return _problem_of_part(key, fields[0])
    shape = f"({','.join(map(str, fields))})"
    problem = _problem_of_parentheses(key, shape)
    if problem:
        return problem
    _, parts = split_urn(f"urn:li::{key}")
    if len(parts) != len(fields):
        return f"its key has {len(parts)} part(s), and {len(fields)} are expected: {shape}"
    problems = (_problem_of_part(part, field) for part, field in zip(parts, fields, strict=True))
    return next(filter(None, problems), None)


def _problem_of_parentheses(key: str, shape: str) -> str | None:
    if not key.startswith("("):
        return f"its key is not in parentheses; {shape} is expected"
    depth = 0
    for index, char in enumerate(key):
        depth += (char == "(") - (char == ")")
        if depth == 0 and index < len(key) - 1:
            return f"{key[index + 1 :]!r} follows the last parenthesis"
    return "its parentheses do not match" if depth else None


def _problem_of_part(part: str, field: KeyField) -> str | None:
    problem = problem_of_text(part)
    if problem is None:
        problem = _problem_of_content(part, field.holds)
    return f"the {field.name} ({part!r}): {problem}" if problem else None


def _problem_of_content(part: str, holds: str) -> str | None:
    if holds == "env":
        return _problem_of_env(part)
    if holds == "entity type":
        return None if part in KEY_FIELDS else _unknown_entity_type(part)
    if holds == "text":
        if part.startswith("urn:li:") and "(" in part and problem_of_urn(part) is None:
            return None
        reserved = _RESERVED.search(part)
        if reserved is None:
            return None
        return (
            f"it holds {reserved[0]!r}, which separates parts; "
            f"write {_ENCODINGS[reserved[0]]!r} or use build()"
        )
    problem = problem_of_urn(part)
    if problem is None and holds not in {"urn", split_urn(part)[0]}:
        problem = f"it is not the URN of a {holds}"
    if problem and holds == "dataPlatform" and _ENTITY_TYPE.fullmatch(part):
        problem += f"; 'urn:li:dataPlatform:{part}' is expected"
    return problem


def _problem_of_env(env: str) -> str | None:
    if env in FABRIC_TYPES:
        return None
    if env.upper() in FABRIC_TYPES:
        return f"upper and lower case count; write {env.upper()!r}"
    return f"it is none of {', '.join(sorted(FABRIC_TYPES))}"
