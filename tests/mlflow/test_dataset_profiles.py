"""MLflow's profiles of data sets, as DataHub has them."""

from __future__ import annotations

import json

import pytest

from mldh_graphql.mlflow.dataset_profiles import dataset_profile
from mldh_graphql.urns import DatasetUrn

IRIS = DatasetUrn.build("iris", "mlflow")


@pytest.mark.parametrize(
    ("profile", "columns", "expected"),
    [
        pytest.param({"num_rows": 150, "num_elements": 750}, None, (150, 5, None), id="a table"),
        pytest.param({"num_rows": 150, "num_elements": 750}, 4, (150, 4, None), id="its schema"),
        pytest.param({"num_rows": 3, "num_elements": 7}, None, (3, None, None), id="ragged"),
        pytest.param(
            {"num_rows": 0, "num_elements": 0}, None, (0, None, None), id="an empty table"
        ),
        pytest.param(
            {"num_rows": 9, "dataset_size": 4_000, "size_in_bytes": 9_000},
            None,
            (9, None, 4_000),
            id="of Hugging Face",
        ),
        pytest.param(
            {"features_shape": [8, 2], "features_nbytes": 128, "targets_nbytes": 64},
            None,
            (8, None, 192),
            id="an array",
        ),
        pytest.param(
            {"features_shape": {"x": [8, 2]}, "features_nbytes": {"x": 128}},
            None,
            None,
            id="several arrays",
        ),
        pytest.param({"approx_count": 7}, None, None, id="only about"),
        pytest.param({"num_rows": 2**63}, None, None, id="beyond what DataHub counts"),
        pytest.param({"num_rows": -1}, None, None, id="fewer than none"),
        pytest.param({"num_rows": True}, None, None, id="no number"),
        pytest.param([150], None, None, id="a list"),
    ],
)
def test_what_is_known_for_sure_becomes_a_profile(
    profile: object, columns: int | None, expected: tuple[int | None, ...] | None
) -> None:
    """Rows, columns and bytes; nothing that is not said."""
    found = dataset_profile(IRIS, json.dumps(profile), 5, columns)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert (found.row_count, found.column_count, found.size_in_bytes) == expected


@pytest.mark.parametrize("profile", ["", "null", "{", "[" * 100_000])
def test_what_is_no_profile_is_none(profile: str) -> None:
    """It stays in the custom property."""
    assert dataset_profile(IRIS, profile, 5, None) is None


def test_a_profile_of_no_time_is_none() -> None:
    """DataHub puts profiles in the order of their times."""
    assert dataset_profile(IRIS, '{"num_rows": 3}', 0, None) is None
