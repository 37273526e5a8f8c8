"""What MLflow knows about the size of a data set, as DataHub's profile of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mldh_graphql.changes import DatasetProfileWrite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.urns import DatasetUrn

__all__ = ["dataset_profile"]


def dataset_profile(
    urn: DatasetUrn, profile: str, timestamp: int, columns: int | None
) -> DatasetProfileWrite | None:
    """Return what DataHub is to show as the data set's size; ``None`` if MLflow knows none.

    Numbers that are only approximate are left out.

    Args:
        urn: The data set.
        profile: MLflow's JSON: of tables ``num_rows`` and ``num_elements``, of Hugging Face
            ``num_rows`` and ``dataset_size``, of arrays ``features_shape`` and
            ``features_nbytes``, with the same of ``targets``.
        timestamp: When the run that read it started, in milliseconds since 1970.
        columns: How many columns its schema has, if it has one.

    Example:
        >>> from mldh_graphql.urns import DatasetUrn
        >>> iris = DatasetUrn.build("iris", "mlflow")
        >>> found = dataset_profile(iris, '{"num_rows": 150, "num_elements": 750}', 1, None)
        >>> found.row_count, found.column_count
        (150, 5)
    """
    try:
        said = json.loads(profile)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or timestamp <= 0:
        return None
    rows = _count(said, "num_rows")
    if rows is None:
        rows = _length(said.get("features_shape"))
    elements = _count(said, "num_elements")
    if columns is None and rows and elements is not None and elements % rows == 0:
        columns = elements // rows
    size = _count(said, "dataset_size")
    if size is None:
        size = _total(said, "features_nbytes", "targets_nbytes")
    if rows is None and size is None:
        return None
    return DatasetProfileWrite(
        urn=urn, timestamp=timestamp, row_count=rows, column_count=columns, size_in_bytes=size
    )


def _count(said: Mapping[str, JsonValue], name: str) -> int | None:
    found = said.get(name)
    return found if type(found) is int and 0 <= found < 2**63 else None


def _length(shape: JsonValue) -> int | None:
    """Return how many rows an array of this shape has; one of several parts has no one shape."""
    if isinstance(shape, list) and shape and type(shape[0]) is int and shape[0] >= 0:
        return shape[0]
    return None


def _total(said: Mapping[str, JsonValue], *names: str) -> int | None:
    known = [found for name in names if (found := _count(said, name)) is not None]
    return sum(known) if known else None
