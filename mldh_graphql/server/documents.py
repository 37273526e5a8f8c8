"""Search documents: what an aspect lets its entity be searched, filtered and sorted by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from mldh_graphql.server.aspects.annotations import search_rules
from mldh_graphql.server.records import search_fields
from mldh_graphql.server.registry import aspect_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mldh_graphql.server.aspects.schema import Record
    from mldh_graphql.server.json_types import JsonObject, JsonValue

FieldValue: TypeAlias = str | int | float

_NAME_KINDS = frozenset({"WORD_GRAM"})
_TEXT_KINDS = frozenset({"WORD_GRAM", "TEXT", "TEXT_PARTIAL"})
_NOT_SEARCHED = frozenset({"origin"})
"""Fields of text that no query looks into."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class DocumentEntries:
    """What an aspect contributes to the search document of its entity.

    Attributes:
        fields: Name and value, one pair for every value.
        name_words: The words of names; see :func:`words`.
        words: The words of everything that queries look into, names included.
    """

    fields: list[tuple[str, FieldValue]]
    name_words: str
    words: str


def document_entries(entity_type: str, aspect: str, document: JsonObject) -> DocumentEntries:
    """What an aspect contributes to the search document of its entity.

    Args:
        entity_type: The entity's type as the registry spells it.
        aspect: The aspect's name.
        document: The aspect.
    """
    kinds = _kinds(aspect_record(aspect))
    fields: list[tuple[str, FieldValue]] = []
    names: list[str] = []
    texts: list[str] = []
    for name, values in search_fields(entity_type, aspect, document).items():
        kind = "" if name in _NOT_SEARCHED else kinds.get(name, "")
        for value in _indexed(values):
            fields.append((name, value))
            if kind in _TEXT_KINDS:
                texts.append(str(value))
            if kind in _NAME_KINDS:
                names.append(str(value))
    if aspect == "structuredProperties":
        fields.extend(_structured_values(document))
    return DocumentEntries(fields, words(names), words(texts))


@cache
def _kinds(record: Record) -> dict[str, str]:
    return {rule.name: rule.kind for rule in search_rules(record)}


def words(texts: list[str]) -> str:
    """The words of ``texts`` in lower case, each between spaces; a line per text.

    A phrase of a query is then a substring, and so is the beginning of a word.
    """
    lines = (" ".join(split_words(text)) for text in texts)
    return "\n".join(f" {line} " for line in lines if line)


def split_words(text: str) -> list[str]:
    """The words of a text in lower case; underscores separate words too."""
    return _WORD.findall(text.casefold().replace("_", " "))


def _structured_values(document: JsonObject) -> Iterator[tuple[str, FieldValue]]:
    assignments = document.get("properties")
    for assignment in assignments if isinstance(assignments, list) else ():
        if not isinstance(assignment, dict):
            continue
        name = str(assignment["propertyUrn"]).split(":", 3)[-1]
        values = assignment["values"]
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict):
                for indexed in _indexed([*value.values()]):
                    yield f"structuredProperties.{name}", indexed


def _indexed(values: list[JsonValue]) -> Iterator[FieldValue]:
    for value in values:
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, str | int | float):
            yield value
