"""Recorded patches: the engine does to each what DataHub's own code did."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mldh_graphql.server.patch import (
    AspectPatch,
    PatchFailed,
    PatchOperation,
    apply_patch,
    uses_generic_path,
)
from mldh_graphql.server.patch.engine import patched
from mldh_graphql.server.patch.operations import JavaFailure, JsonPatchError
from mldh_graphql.server.patch.templates import TEMPLATES
from mldh_graphql.server.registry import aspect_record

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "patch_vectors.json").read_text("utf-8")
)
_EVERY_CASE = [pytest.param(case, id=case["id"]) for case in _CASES]
_REFUSED = [pytest.param(case, id=case["id"]) for case in _CASES if case["valid"] is False]
_SETTLED = [pytest.param(case, id=case["id"]) for case in _CASES if case["valid"] != "unknown"]


def _patch(case: dict[str, Any]) -> AspectPatch:
    return AspectPatch(
        [PatchOperation(step["op"], step["path"], step["value"]) for step in case["ops"]],
        {entry["arrayField"]: entry["keys"] for entry in case["arrayPrimaryKeys"] or ()},
        force_generic=bool(case["forceGenericPatch"]),
    )


def _exact(value: object) -> str:
    """JSON that tells ``1`` from ``1.0`` and ``true``, with members in one order."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("case", _SETTLED)
def test_a_patch_is_accepted_or_refused_as_in_datahub(case: dict[str, Any]) -> None:
    """The stored document is DataHub's, and what DataHub refuses is refused."""
    patch = _patch(case)
    assert uses_generic_path(patch)
    stored = None
    with suppress(PatchFailed):
        stored = apply_patch(
            case["entityType"], case["aspectName"], case["urn"], case["initial"], patch
        )
    accepted = case["engine"]["ok"] and case["valid"] is True
    assert (stored is not None) == accepted
    assert _exact(stored) == _exact(case["stored"])


@pytest.mark.parametrize("case", _EVERY_CASE)
def test_the_document_before_validation_is_datahubs(case: dict[str, Any]) -> None:
    """The engine alone makes the same document of stored aspect and operations, or fails."""
    template = TEMPLATES.get(case["aspectName"])
    start = case["initial"]
    if start is None:
        start = template.default(0) if template is not None and template.default else {}
    patch = _patch(case)
    document = None
    with suppress(JsonPatchError, JavaFailure):
        document = patched(
            start, patch.operations, patch.array_primary_keys, aspect_record(case["aspectName"])
        )
    assert (document is not None) == case["engine"]["ok"]
    assert _exact(document) == _exact(case["engine"].get("document"))


@pytest.mark.parametrize("case", _REFUSED)
def test_the_class_of_a_failure_is_datahubs(case: dict[str, Any]) -> None:
    """The message of a refused patch begins with the Java class that DataHub's begins with."""
    expected = case["validationError"] if case["engine"]["ok"] else case["engine"]["error"]
    with pytest.raises(PatchFailed) as failure:
        apply_patch(
            case["entityType"], case["aspectName"], case["urn"], case["initial"], _patch(case)
        )
    assert str(failure.value).partition(":")[0] == expected.partition(":")[0]
