"""JSON Pointer and JSON Patch as Eclipse Parsson 1.1.6 does them.

Documents are changed in place: a failed patch is thrown away together with its document.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from mldh_graphql.server.java_numbers import double_text
from mldh_graphql.server.patch.json_text import json_text
from mldh_graphql.server.patch.operations import JavaFailure, JsonPatchError

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue

Target: TypeAlias = "JsonObject | list[JsonValue]"

_ESCAPE = re.compile("~[01]")
_MAX_INDEX = 2**31 - 1
_END = -1


def pointer_tokens(path: str) -> list[str]:
    """The names and indices that a pointer leads through; none for the whole document.

    Args:
        path: The pointer. Tildes that escape nothing stand for themselves.

    Raises:
        JsonPatchError: It does not begin with a slash.
    """
    first, *tokens = path.split("/")
    if first:
        raise JsonPatchError("A non-empty JSON Pointer must begin with a '/'")
    if "~" in path:
        return [_ESCAPE.sub(lambda escape: "~" if escape[0] == "~0" else "/", t) for t in tokens]
    return tokens


def apply_operation(document: Target, op: str, path: str, value: JsonValue) -> Target:
    """Apply one operation.

    Args:
        document: What to change, in place.
        op: The operation, in lower case.
        path: A JSON pointer.
        value: Its value; ``None`` stands for none.

    Returns:
        The document, or what an operation on the whole document puts in its place.

    Raises:
        JsonPatchError: The operation cannot be done.
        JavaFailure: The operation can never be done here, because DataHub loses its source.
    """
    tokens = pointer_tokens(path)
    if op == "copy":
        raise JsonPatchError("The JSON Patch operation 'copy' must contain a 'from' member")
    if op == "move":
        raise JavaFailure(
            "java.lang.NullPointerException",
            'Cannot invoke "jakarta.json.JsonString.getString()" because the return value of'
            ' "org.eclipse.parsson.JsonObjectBuilderImpl$JsonObjectImpl.getJsonString(String)"'
            " is null",
        )
    if op != "remove" and value is None:
        raise JsonPatchError(f"The JSON Patch operation '{op}' must contain a 'value' member")
    if not tokens:
        return _apply_to_root(document, op, value)
    holder, step = _resolve(document, tokens, for_test=op == "test")
    if op != "add":
        present = _get(holder, step)
        if op == "test" and not same_json(value, present):
            raise _test_failed(path, value)
    if op != "test":
        _change(holder, step, op, value)
    return document


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """Whether two JSON values are equal; ``1`` and ``1.0`` are not, nor are ``1`` and ``true``."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        if type(one) is type(other):
            return one == other
        return _decimal(one).as_tuple() == _decimal(other).as_tuple()
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same_json(member, other[name]) for name, member in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_json, one, other))
    return one == other


def _decimal(number: float) -> Decimal:
    # Decimals with a different number of digits after the point are different.
    return Decimal(double_text(number) if isinstance(number, float) else number)


def _apply_to_root(document: Target, op: str, value: JsonValue) -> Target:
    if op == "remove":
        raise JsonPatchError("The JSON value at the root cannot be removed")
    if op == "test":
        if not same_json(value, document):
            raise _test_failed("", value)
        return document
    if not isinstance(value, dict | list):
        raise JsonPatchError("The root value only allows adding a JSON object or array")
    return value


def _resolve(document: Target, tokens: list[str], *, for_test: bool) -> tuple[Target, str | int]:
    """The object or array that the last token is about, and the name or index."""
    value: JsonValue = document
    passed_end = False
    *before, last = tokens
    for token in before:
        if isinstance(value, dict):
            if token not in value:
                raise JsonPatchError(
                    f"The JSON Object '{json_text(value)}' contains no mapping for the name"
                    f" '{token}'"
                )
            value = value[token]
        elif isinstance(value, list):
            index = _index(token)
            if index == _END:
                # A "-" that is not the last token stays at the same array…
                passed_end = True
            elif index >= len(value):
                raise _out_of_range(index, value)
            else:
                value = value[index]
        else:
            raise _no_structure(value)
    if not isinstance(value, dict | list):
        raise _no_structure(value)
    step: str | int = last if isinstance(value, dict) else _index(last)
    if passed_end and not for_test:
        # …but nothing can be written back through it.
        raise _out_of_range(_END, value)
    return value, step


def _get(holder: Target, step: str | int) -> JsonValue:
    if isinstance(holder, dict):
        name = str(step)
        if name not in holder:
            raise JsonPatchError(f"Non-existing name/value pair in the object for key {name}")
        return holder[name]
    index = int(step)
    if not 0 <= index < len(holder):
        raise _out_of_range(index, holder)
    return holder[index]


def _change(holder: Target, step: str | int, op: str, value: JsonValue) -> None:
    """Add, remove or replace; what is to be removed or replaced is there."""
    if isinstance(holder, dict):
        if op == "remove":
            del holder[str(step)]
        else:
            holder[str(step)] = value
        return
    index = int(step)
    if op == "remove":
        del holder[index]
    elif op == "replace":
        holder[index] = value
    elif index > len(holder):
        raise _out_of_range(index, holder)
    else:
        holder.insert(len(holder) if index == _END else index, value)


def _index(token: str) -> int:
    if token == "-":  # noqa: S105 - a token of a pointer
        return _END
    if not token or token[0] in "+-":
        raise JsonPatchError(f"Array index format error, was '{token}'")
    index = 0
    for character in token:
        # Java takes the decimal digits of every script, but no astral ones.
        digit = unicodedata.decimal(character, -1) if character <= "\uffff" else -1
        index = index * 10 + digit
        if digit < 0 or index > _MAX_INDEX:
            raise JsonPatchError(f"Illegal integer format, was '{token}'")
    return index


def _out_of_range(index: int, array: Target) -> JsonPatchError:
    return JsonPatchError(
        f"An array item index is out of range. Index: {index}, Size: {len(array)}"
    )


def _no_structure(value: JsonValue) -> JsonPatchError:
    match value:
        case bool():
            kind = "TRUE" if value else "FALSE"
        case str():
            kind = "STRING"
        case None:
            kind = "NULL"
        case _:
            kind = "NUMBER"
    return JsonPatchError(
        f"The reference value in a JSON Pointer must be a JSON Object or a JSON Array, was '{kind}'"
    )


def _test_failed(path: str, value: JsonValue) -> JsonPatchError:
    return JsonPatchError(
        f"The JSON Patch operation 'test' failed for path '{path}' and value '{json_text(value)}'"
    )
