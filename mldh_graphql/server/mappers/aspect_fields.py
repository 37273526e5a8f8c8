"""Typed access to the fields of a stored aspect.

Aspects were validated when they were written, so a field of another type than its
schema says is an error, as it is for DataHub's records; an absent field is ``None``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import TemplateOutputCastException
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject, JsonValue


def text(document: JsonObject, field: str) -> str | None:
    """Return a string, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    value = document.get(field)
    return None if value is None else _text(field, value)


def texts(document: JsonObject, field: str) -> list[str] | None:
    """Return an array of strings, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    values = _array(document, field)
    return None if values is None else [_text(field, value) for value in values]


def integer(document: JsonObject, field: str) -> int | None:
    """Return an int or a long, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    value = document.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise _mistyped(field, "long")
    return value


def number(document: JsonObject, field: str) -> float | None:
    """Return a double, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    value = document.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _mistyped(field, "double")
    return float(value)


def flag(document: JsonObject, field: str, *, default: bool) -> bool:
    """Return a boolean.

    Args:
        document: An aspect or a record of it.
        field: The field's name.
        default: What an absent field reads as.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    value = document.get(field)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise _mistyped(field, "boolean")
    return value


def record(document: JsonObject, field: str) -> JsonObject | None:
    """Return a record, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    value = document.get(field)
    return None if value is None else _record(field, value)


def records(document: JsonObject, field: str) -> list[JsonObject] | None:
    """Return an array of records, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    values = _array(document, field)
    return None if values is None else [_record(field, value) for value in values]


def text_map(document: JsonObject, field: str) -> dict[str, str] | None:
    """Return a map of strings, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else.
    """
    values = record(document, field)
    return None if values is None else {key: _text(field, value) for key, value in values.items()}


def urn(document: JsonObject, field: str) -> Urn | None:
    """Return a URN, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else, or not a URN.
    """
    value = text(document, field)
    return None if value is None else parsed_urn(value)


def urns(document: JsonObject, field: str) -> list[Urn] | None:
    """Return an array of URNs, ``None`` if absent.

    Args:
        document: An aspect or a record of it.
        field: The field's name.

    Raises:
        TemplateOutputCastException: The field is something else, or not all are URNs.
    """
    values = texts(document, field)
    return None if values is None else [parsed_urn(value) for value in values]


def parsed_urn(value: str) -> Urn:
    """Return the URN that a field of type URN holds.

    Args:
        value: The field's text.

    Raises:
        TemplateOutputCastException: The text is not a URN.
    """
    try:
        return Urn.parse(value)
    except UrnSyntaxError as error:
        raise TemplateOutputCastException(f"Invalid URN syntax: {error}") from error


def _array(document: JsonObject, field: str) -> list[JsonValue] | None:
    value = document.get(field)
    if value is None or isinstance(value, list):
        return value
    raise _mistyped(field, "array")


def _text(field: str, value: JsonValue) -> str:
    if not isinstance(value, str):
        raise _mistyped(field, "string")
    return value


def _record(field: str, value: JsonValue) -> JsonObject:
    if not isinstance(value, dict):
        raise _mistyped(field, "record")
    return value


def _mistyped(field: str, expected: str) -> TemplateOutputCastException:
    return TemplateOutputCastException(f"{field} is not a {expected}")
