"""Filters of a search: which entities a criterion lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mldh_graphql.server.mappers.entity_types import entity_type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.server.documents import FieldValue

FilterOperator: TypeAlias = Literal[
    "EQUAL",
    "IEQUAL",
    "IN",
    "CONTAIN",
    "START_WITH",
    "END_WITH",
    "EXISTS",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL_TO",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL_TO",
    "DESCENDANTS_INCL",
    "ANCESTORS_INCL",
    "RELATED_INCL",
]

_COMPARISONS = {
    "GREATER_THAN": ">",
    "GREATER_THAN_OR_EQUAL_TO": ">=",
    "LESS_THAN": "<",
    "LESS_THAN_OR_EQUAL_TO": "<=",
}

_TEXT_COMPARISONS = {
    "IEQUAL": "lower({column}) = lower(?)",
    "CONTAIN": "instr(lower({column}), lower(?)) > 0",
    "START_WITH": "instr(lower({column}), lower(?)) = 1",
    "END_WITH": "lower(substr({column}, -length(?))) = lower(?)",
}

_HIERARCHIES = {
    "DESCENDANTS_INCL": (("source_id", "destination_id"),),
    "ANCESTORS_INCL": (("destination_id", "source_id"),),
    "RELATED_INCL": (("source_id", "destination_id"), ("destination_id", "source_id")),
}
"""Which ends of the edges ``IsPartOf`` to go to, from which others."""

_ALIASES = {
    "_entityName": ("name", "displayName"),
    "env": ("env", "origin"),
}
"""Fields that stand for several."""


@dataclass(frozen=True, slots=True)
class FacetFilter:
    """GraphQL's ``FacetFilterInput``.

    Attributes:
        field: A field of the search document, ``urn``, or ``_entityType``.
        values: What it is compared with; one match is enough.
        condition: How it is compared.
        negated: Whether entities that match are left out instead.
    """

    field: str
    values: tuple[str, ...] = ()
    condition: FilterOperator = "EQUAL"
    negated: bool = False


@dataclass(slots=True)
class Condition:
    """A piece of SQL about the table ``document`` (joined with ``urn``), and its parameters."""

    sql: str
    parameters: list[FieldValue]


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Every condition holds; true when there are none."""
    return _joined(conditions, " AND ", "1")


def any_of(conditions: Sequence[Condition]) -> Condition:
    """At least one condition holds; false when there are none."""
    return _joined(conditions, " OR ", "0")


def condition_of(criterion: FacetFilter) -> Condition:
    """What ``criterion`` demands, in SQL.

    The hierarchical operators (``DESCENDANTS_INCL``, ``ANCESTORS_INCL``, ``RELATED_INCL``) also
    let through what is below or above their values: containers, domains, terms and their nodes.
    """
    field = criterion.field.removesuffix(".keyword")
    if field in {"_entityType", "entity", "entityType"}:
        names = [entity_type_of(value) or value for value in criterion.values]
        found = Condition(f"entity_type IN ({_marks(names)})", [*names])
    elif field == "urn":
        found = _matching("text", criterion)
    else:
        found = _field_condition(_ALIASES.get(field, (field,)), criterion)
    return Condition(f"NOT ({found.sql})", found.parameters) if criterion.negated else found


def _field_condition(names: tuple[str, ...], criterion: FacetFilter) -> Condition:
    matching = _matching("value", criterion)
    return Condition(
        f"urn_id IN (SELECT urn_id FROM search_field WHERE name IN ({_marks(names)})"  # noqa: S608  (only question marks and constant texts are inserted)
        f" AND {matching.sql})",
        [*names, *matching.parameters],
    )


def _matching(column: str, criterion: FacetFilter) -> Condition:
    """A value in ``column`` is there, or compares well with one of the criterion's."""
    operator, values = criterion.condition, criterion.values
    if operator == "EXISTS":
        return Condition("1", [])
    if operator in _COMPARISONS or operator in _TEXT_COMPARISONS:
        return any_of([_comparison(column, operator, value) for value in values])
    if operator in _HIERARCHIES:
        return any_of(
            [
                _equal(column, values),
                *(_relatives(column, values, *way) for way in _HIERARCHIES[operator]),
            ]
        )
    return _equal(column, values)


def _equal(column: str, values: tuple[str, ...]) -> Condition:
    # One list, however long: SQLite refuses long chains of alternatives.
    numbers = [number for value in values if (number := _number(value)) is not None]
    return Condition(f"{column} IN ({_marks([*values, *numbers])})", [*values, *numbers])


def _relatives(column: str, values: tuple[str, ...], to: str, start: str) -> Condition:
    return Condition(
        f"{column} IN (WITH RECURSIVE relative (id) AS ("  # noqa: S608  (only question marks and constant texts are inserted)
        f" SELECT id FROM urn WHERE text IN ({_marks(values)}) UNION"
        f" SELECT {to} FROM edge JOIN relative ON {start} = relative.id"
        " WHERE relationship = 'IsPartOf'"
        ") SELECT text FROM urn WHERE id IN (SELECT id FROM relative))",
        [*values],
    )


def _comparison(column: str, operator: FilterOperator, value: str) -> Condition:
    if operator in _TEXT_COMPARISONS:
        sql = _TEXT_COMPARISONS[operator].format(column=column)
        return Condition(sql, [value] * sql.count("?"))
    number = _number(value)
    # Numbers are only compared with numbers: to SQLite every text is greater.
    kind = "=" if number is None else "<>"
    return Condition(
        f"(typeof({column}) {kind} 'text' AND {column} {_COMPARISONS[operator]} ?)",
        [value if number is None else number],
    )


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if number.is_integer():
        whole = int(number)
        return whole if abs(whole) < 2**63 else number
    return number


def _joined(conditions: Sequence[Condition], operator: str, neutral: str) -> Condition:
    if not conditions:
        return Condition(neutral, [])
    sql = operator.join(condition.sql for condition in conditions)
    return Condition(f"({sql})", [p for condition in conditions for p in condition.parameters])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
