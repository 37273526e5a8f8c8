"""Recorded URNs: parsed, checked and taken apart as DataHub's own code did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mldh_graphql.server.urn import (
    InvalidUrn,
    UnknownEntityType,
    Urn,
    UrnSyntaxError,
    check_urn,
    key_aspect,
)

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "urn_vectors.json").read_text("utf-8")
)
_EVERY_CASE = [pytest.param(case, id=case["id"]) for case in _CASES]
_PARSED = [pytest.param(case, id=case["id"]) for case in _CASES if case["stage"] != "parse"]


def _outcome(text: str, *, strict: bool) -> tuple[str | None, str]:
    """The stage that refuses a text, and its words."""
    try:
        check_urn(Urn.parse(text), strict=strict)
    except UrnSyntaxError as error:
        return "parse", str(error)
    except UnknownEntityType as error:
        return "entityType", str(error)
    except InvalidUrn as error:
        return "validate", str(error)
    return None, ""


def _lines(message: str | None) -> list[str]:
    """The lines of a message; several problems of one URN come in no particular order."""
    return sorted((message or "").replace(" Cause: ", "").split("\n"))


@pytest.mark.parametrize("case", _EVERY_CASE)
def test_a_urn_is_accepted_or_refused_as_in_datahub(case: dict[str, Any]) -> None:
    """The same texts pass, the others fail at the same stage with the same words."""
    stage, message = _outcome(case["urn"], strict=False)
    assert stage == case["stage"]
    assert _lines(message) == _lines(case["error"])


@pytest.mark.parametrize("case", _EVERY_CASE)
def test_a_urn_is_accepted_or_refused_as_in_strict_datahub(case: dict[str, Any]) -> None:
    """With strict validation the same texts pass, and the others fail with the same words."""
    stage, message = _outcome(case["urn"], strict=True)
    assert (stage is None) == case["strictOk"]
    if stage == "validate":
        # Recorded only where the URN came as far as this check.
        assert _lines(message) == _lines(case["strictError"])


@pytest.mark.parametrize("case", _PARSED)
def test_a_urn_is_taken_apart_as_in_datahub(case: dict[str, Any]) -> None:
    """Type, parts and canonical text are DataHub's."""
    urn = Urn.parse(case["urn"])
    assert urn.entity_type == case["entityType"]
    assert list(urn.parts) == case["parts"]
    assert urn.text == case["canonical"]


@pytest.mark.parametrize("case", _PARSED)
def test_the_key_aspect_is_datahubs(case: dict[str, Any]) -> None:
    """Each part gets its name, unless the type is unknown or the number of parts is wrong."""
    urn = Urn.parse(case["urn"])
    if case["key"] is None:
        with pytest.raises((InvalidUrn, UnknownEntityType)):
            key_aspect(urn)
    else:
        assert key_aspect(urn) == case["key"]
