"""The aspect ``schemaMetadata`` → the columns of a data set."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["columns_of"]

_ENCODING: Final = re.compile(r"\[[^\]]*\]\.?")
"""What DataHub puts into the paths of nested columns: ``[version=2.0].[type=string].name``."""


def columns_of(payload: str) -> tuple[tuple[str, str], ...]:
    """Return name and type of every column, as the data set's platform calls the type.

    Args:
        payload: The aspect as DataHub's database has it.
    """
    aspect: object = json.loads(payload)
    fields = aspect.get("fields") if isinstance(aspect, dict) else None
    return tuple(_column(field) for field in fields or () if isinstance(field, dict))


def _column(field: Mapping[str, object]) -> tuple[str, str]:
    path = str(field.get("fieldPath") or "")
    return _ENCODING.sub("", path) or path, str(field.get("nativeDataType") or "")
