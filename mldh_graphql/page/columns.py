"""The columns of a data set, as its aspects have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES: Final = re.compile(r"\[[^\]]*\]\.?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        path: Its name; nested ones have a dot.
        type: Its type in the words of the data set's platform, or DataHub's word for it.
        description: What people wrote about it, or else what came with the schema.
        nullable: Whether it may be empty.
        part_of_key: Whether it identifies a row.
    """

    path: str
    type: str
    description: str
    nullable: bool
    part_of_key: bool


def columns_of(aspects: Mapping[str, Mapping[str, object]]) -> tuple[Column, ...]:
    """Return the columns, in the order of the schema.

    Args:
        aspects: ``schemaMetadata``, and ``editableSchemaMetadata`` that adds to it.
    """
    edited = {
        str(each.get("fieldPath")): str(each.get("description") or "")
        for each in _objects(aspects.get("editableSchemaMetadata"), "editableSchemaFieldInfo")
    }
    return tuple(
        _column(each, edited) for each in _objects(aspects.get("schemaMetadata"), "fields")
    )


def _column(field: Mapping[str, object], edited: Mapping[str, str]) -> Column:
    path = str(field.get("fieldPath") or "")
    return Column(
        path=_readable(path),
        type=str(field.get("nativeDataType") or "") or _type_name(field.get("type")),
        description=edited.get(path) or str(field.get("description") or ""),
        nullable=field.get("nullable") is True,
        part_of_key=field.get("isPartOfKey") is True,
    )


def _readable(path: str) -> str:
    """Return the names in a path; DataHub's second version of paths has types between them."""
    return _TYPES.sub("", path) if path.startswith("[version=2.0]") else path


def _type_name(value: object) -> str:
    union = value.get("type") if isinstance(value, dict) else None
    name = next(iter(union), "") if isinstance(union, dict) else ""
    return str(name).rpartition(".")[2].removesuffix("Type").lower()


def _objects(aspect: Mapping[str, object] | None, member: str) -> list[dict[str, object]]:
    found = aspect.get(member) if aspect else None
    return cast("list[dict[str, object]]", found) if isinstance(found, list) else []
