"""What a search found: its order, and the scroll ids that lead on from it."""

from __future__ import annotations

import base64
import binascii
import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.exceptions import IllegalStateException

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.documents import FieldValue

SortOrder: TypeAlias = Literal["ASCENDING", "DESCENDING"]


@dataclass(frozen=True, slots=True)
class SortCriterion:
    """A field to sort by; entities without it come last, whatever the order."""

    field: str
    order: SortOrder = "ASCENDING"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found.

    Attributes:
        score: How well it matches; what matches better has more.
        values: What it is sorted by, as far as it has it.
        urn: The entity.
    """

    score: int
    values: tuple[FieldValue | None, ...]
    urn: str


def order(sort: Sequence[SortCriterion], hit: Hit) -> tuple[_SortKey, ...]:
    """What to sort a hit by: the criteria, or without any how well it matches; then the URN."""
    keys = [
        _SortKey(value, descending=criterion.order == "DESCENDING")
        for criterion, value in zip(sort, hit.values, strict=True)
    ]
    if not sort:
        keys.append(_SortKey(hit.score, descending=True))
    return (*keys, _SortKey(hit.urn, descending=False))


@functools.total_ordering
class _SortKey:
    """A value in the order asked for: numbers before texts, nothing last in either direction."""

    __slots__ = ("_descending", "_value")

    def __init__(self, value: FieldValue | None, *, descending: bool) -> None:
        self._value = value
        self._descending = descending

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SortKey) and self._value == other._value

    def __lt__(self, other: _SortKey) -> bool:
        if self._value is None or other._value is None:
            return self._value is not None
        mine = (isinstance(self._value, str), self._value)
        theirs = (isinstance(other._value, str), other._value)
        return mine > theirs if self._descending else mine < theirs

    __hash__ = None  # type: ignore[assignment]  # never a key of anything


def scroll_id_of(hit: Hit) -> str:
    """What leads on to everything after ``hit``."""
    text = json.dumps({"sort": [hit.score, *hit.values, hit.urn]})
    return base64.b64encode(text.encode()).decode()


def hit_of(scroll_id: str, fields: int) -> Hit:
    """The hit that a scroll id was made of.

    Args:
        scroll_id: See :func:`scroll_id_of`.
        fields: How many criteria the search is sorted by.

    Raises:
        IllegalStateException: It was made of none, or for another number of criteria.
    """
    try:
        score, *values, urn = json.loads(base64.b64decode(scroll_id, validate=True))["sort"]
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise _no_scroll_id(scroll_id) from error
    kinds_fit = isinstance(score, int) and isinstance(urn, str) and len(values) == fields
    if not kinds_fit or not all(v is None or isinstance(v, str | int | float) for v in values):
        raise _no_scroll_id(scroll_id)
    return Hit(score, tuple(values), urn)


def _no_scroll_id(text: str) -> IllegalStateException:
    return IllegalStateException(f"Invalid scroll Id cannot be mapped: {text}")
