"""Structured properties: values for properties that an administrator defined."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from mldh_graphql.entities.frozen_mapping import FrozenMapping
from mldh_graphql.entities.strictness import checked_id_urn, refuse
from mldh_graphql.entities.texts import checked_text
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.urns import StructuredPropertyUrn

__all__ = ["StructuredProperties", "StructuredPropertiesLike", "checked_structured_properties"]

StructuredProperties: TypeAlias = FrozenMapping[StructuredPropertyUrn, tuple[str | float, ...]]
"""The values of each property."""

StructuredPropertiesLike: TypeAlias = (
    StructuredProperties | Mapping[str, "str | float | Iterable[str | float]"]
)
"""One value or several for each property, which is given by its URN or id."""


def checked_structured_properties(
    argument: str, values: StructuredPropertiesLike
) -> StructuredProperties:
    """Return the values of each property; numbers become floats, as DataHub has them."""
    if not isinstance(values, Mapping):
        raise InvalidValueError(
            argument=argument, reason=f"a mapping is expected, not a {type(values).__name__}"
        )
    found: dict[StructuredPropertyUrn, tuple[str | float, ...]] = {}
    for key, given in values.items():
        urn = checked_id_urn(StructuredPropertyUrn, argument, key)
        place = f"{argument}[{key!r}]"
        several = given if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
        if urn in found:
            refuse(argument, f"{urn!r} is there twice")
        found[urn] = tuple(_checked_value(place, value) for value in several)
        if not found[urn]:
            refuse(place, "a property needs a value; leave it out instead")
    return FrozenMapping(found)


def _checked_value(argument: str, value: str | float) -> str | float:
    if isinstance(value, str):
        return checked_text(argument, value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise InvalidValueError(
            argument=argument,
            reason=f"a number or text is expected, not a {type(value).__name__}",
        )
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidValueError(argument=argument, reason="DataHub keeps only finite numbers")
    return number
