"""What DataHub makes of the text in ``value``: JSON if it can be read as JSON, else the text.

Only the first JSON value counts. That is why ``true story`` is ``true`` and ``null hypothesis``
is nothing at all, while ``1/2`` stays a text: a number must be followed by a space.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import TYPE_CHECKING

from mldh_graphql.server.java_numbers import double_text

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonValue

_WHITESPACE = " \t\n\r"
_LITERALS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_MAX_DEPTH = 1000
_MAX_NUMBER_LENGTH = 1000
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def patch_value(text: str | None) -> JsonValue:
    """Read a ``value``.

    Args:
        text: The text, or ``None`` if there was none.

    Returns:
        What it stands for. ``None`` means that DataHub sends no value along, so that an
        operation that needs one fails. Members of objects are never ``None``.
    """
    if text is None:
        return None
    if not text:
        return ""
    start = len(text) - len(text.lstrip(_WHITESPACE))
    if start == len(text):
        return None
    value: JsonValue
    try:
        value = _first_value(text, start)
    except (ValueError, RecursionError):
        value = text
    if "null" in text:
        value = _without_null_members(value)
    # Texts travel as UTF-8, in which half a character cannot be written.
    if "\\" in text or _SURROGATE.search(text):
        value = _writable(value)
    return value


def writable(text: str) -> str:
    """``text`` as it arrives after it was written as UTF-8: lone surrogates become ``?``."""
    return text.encode("utf-8", "replace").decode() if _SURROGATE.search(text) else text


def _first_value(text: str, start: int) -> JsonValue:
    first = text[start]
    if first in "tfn":
        return _literal(text, start)
    if first in "[{" and _depth(text) > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    value: JsonValue
    value, end = _DECODER.raw_decode(text, start)
    if first in "-0123456789" and end < len(text) and text[end] not in _WHITESPACE:
        raise ValueError("no space after a number")
    return value


def _literal(text: str, start: int) -> JsonValue:
    for name, value in _LITERALS.items():
        if text.startswith(name, start):
            after = text[start + len(name) :][:1]
            if after and _is_java_identifier_part(after):
                break
            return value
    raise ValueError("not a literal")


def _is_java_identifier_part(character: str) -> bool:
    # Everything below 0 ends a literal, the dollar sign too. Astral characters come in halves.
    if character < "0" or character > "\uffff":
        return False
    if character == "_" or character.isascii():
        return character == "_" or character.isalnum() or character == "\x7f"
    category = unicodedata.category(character)
    return category[0] == "L" or category in {"Nd", "Nl", "Sc", "Pc", "Mc", "Mn", "Cf", "Cc"}


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= _MAX_DEPTH:
        return 0
    deepest = depth = 0
    for character in _STRING.sub("", text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
            if depth == 0:
                break
    return deepest


def _float(text: str) -> float | str:
    if sum(character.isdigit() for character in text) > _MAX_NUMBER_LENGTH:
        raise ValueError("too many digits")
    number = float(text)
    # Zero has no sign when it is compared or stored.
    return number + 0.0 if math.isfinite(number) else double_text(number)


def _int(text: str) -> int:
    if len(text.lstrip("-")) > _MAX_NUMBER_LENGTH:
        raise ValueError("too many digits")
    return int(text)


def _refuse(name: str) -> float:
    raise ValueError(f"not JSON: {name}")


_DECODER = json.JSONDecoder(parse_float=_float, parse_int=_int, parse_constant=_refuse)


def _without_null_members(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {
            name: _without_null_members(member)
            for name, member in value.items()
            if member is not None
        }
    if isinstance(value, list):
        return [_without_null_members(element) for element in value]
    return value


def _writable(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, dict):
        return {writable(name): _writable(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_writable(element) for element in value]
    return value
