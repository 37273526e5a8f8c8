"""The columns of an MLflow data set as DataHub's schema metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue

__all__ = ["schema_fields"]

_TYPES: Final = {
    "array": "ArrayType",
    "binary": "BytesType",
    "boolean": "BooleanType",
    "datetime": "TimeType",
    "double": "NumberType",
    "float": "NumberType",
    "integer": "NumberType",
    "long": "NumberType",
    "map": "MapType",
    "string": "StringType",
}


def schema_fields(schema: str) -> list[JsonValue] | None:
    """Return the columns as DataHub's ``SchemaField`` records.

    A column without a name is called by its place, counted from 0. ``None`` if MLflow knows no
    columns: there is no schema, or it is that of a tensor, or not JSON at all.
    """
    try:
        said = json.loads(schema)
    except ValueError:
        return None
    columns = said.get("mlflow_colspec") if isinstance(said, dict) else None
    if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
        return None
    fields: dict[str, JsonValue] = {}
    for place, column in enumerate(columns):
        name = column.get("name")
        path = str(place) if name in (None, "") else str(name)
        native = str(column.get("type") or "any")
        kind = _TYPES.get(native, "NullType")
        fields.setdefault(
            path,
            {
                "fieldPath": path,
                "nullable": column.get("required", True) is False,
                "type": {"type": {f"com.linkedin.schema.{kind}": {}}},
                "nativeDataType": native,
                "recursive": False,
                "isPartOfKey": False,
            },
        )
    return list(fields.values())
