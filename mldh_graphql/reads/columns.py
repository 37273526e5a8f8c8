"""The aspect ``schemaMetadata`` → the columns of a data set."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["columns_of"]

_ENCODED: Final = "[version=2.0]"
_TYPES: Final = re.compile(r"\[[^\]]*\]\.?")
"""What DataHub puts into such paths: ``[version=2.0].[type=struct].address.[type=string].city``."""


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
    name = _TYPES.sub("", path) if path.startswith(_ENCODED) else path
    return name or path, str(field.get("nativeDataType") or "")
