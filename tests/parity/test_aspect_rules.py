"""Recorded aspects: DataHub accepted them, so they are valid and stay as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mldh_graphql.server.records import validated
from mldh_graphql.server.registry import TIMESERIES, aspect_record, entity_spec

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "read_vectors.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in _CASES])
def test_a_stored_aspect_is_valid_and_stays_as_it_is(case: dict[str, Any]) -> None:
    """Every aspect belongs to its entity type, is declared, and validation changes nothing."""
    spec = entity_spec(case["entityType"])
    assert spec is not None
    for aspect, document in case["aspects"].items():
        record = aspect_record(aspect)
        assert aspect in spec.aspects or aspect in TIMESERIES
        assert not record.open
        again = validated(record, document, spec.name)
        assert json.dumps(again, sort_keys=True) == json.dumps(document, sort_keys=True)
