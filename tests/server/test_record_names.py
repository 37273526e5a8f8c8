"""The full names of aspects' records."""

from __future__ import annotations

import pytest

from mldh_graphql.server.aspects.record_names import aspect_of_record, record_name
from mldh_graphql.server.registry import entity_specs


def test_every_registered_aspect_has_a_record() -> None:
    """So every aspect can be read by Rest.li."""
    names = {name for spec in entity_specs() for name in (spec.key_aspect, *spec.aspects)}

    assert {name for name in names if record_name(name) is None} == set()


@pytest.mark.parametrize(
    ("aspect", "record"),
    [
        pytest.param("status", "com.linkedin.common.Status", id="named like the aspect"),
        pytest.param("mlModelMetrics", "com.linkedin.ml.metadata.Metrics", id="with its own name"),
        pytest.param("mlModelKey", "com.linkedin.metadata.key.MLModelKey", id="key"),
    ],
)
def test_names_lead_both_ways(aspect: str, record: str) -> None:
    """From aspect to record and back."""
    assert record_name(aspect) == record
    assert aspect_of_record(record) == aspect


def test_other_names_lead_nowhere() -> None:
    """There is no guess."""
    assert record_name("nonsense") is None
    assert aspect_of_record("com.linkedin.Nonsense") is None
