"""The JSON Schema: published as the code makes it, and of one mind with the loader."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from mldh_graphql.system import MLSystem
from tests.strategies import entities
from tests.system.test_yaml import WRONG

ROOT = Path(__file__).parent.parent.parent
PUBLISHED = ROOT / "schemas" / "ml-system.schema.json"
VALIDATOR = Draft202012Validator(MLSystem.json_schema())

# What a schema cannot know: what refers to what, which texts are URNs, what belongs together.
BEYOND_A_SCHEMA = {
    "double id", "same", "reference", "near reference", "wrong noun", "wrong URN", "no URN",
    "own URN", "id", "platform", "time", "no zone", "far time", "actor", "who", "owner twice",
    "property twice", "infinite", "alias alone", "no end", "blank name", "half a character",
    "double key", "both", "number as key",
}  # fmt: skip
NO_DATA = {"tag", "circle", "merge", "alias", "syntax", "two documents", "NUL", "int", "float"}


def plain(text: str) -> Any:
    """The data that another program reads; dates are texts, as in JSON."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return yaml.load(text)


def test_the_published_schema_is_what_the_code_makes() -> None:
    """``python -m mldh_graphql.system > schemas/ml-system.schema.json`` writes it."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == MLSystem.json_schema()


def test_the_schema_is_printed_for_whoever_wants_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The command writes the published file, byte by byte."""
    runpy.run_module("mldh_graphql.system", run_name="__main__")
    assert capsys.readouterr().out == PUBLISHED.read_text(encoding="utf-8")


def test_the_schema_is_one() -> None:
    """By its own meta-schema."""
    Draft202012Validator.check_schema(MLSystem.json_schema())


@given(st.lists(entities(), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_dump_satisfies_the_schema(drawn: list[Any]) -> None:
    """Editors have nothing to complain about."""
    system = MLSystem.of(*{entity.urn: entity for entity in drawn}.values())
    errors = [error.message for error in VALIDATOR.iter_errors(plain(system.dump()))]
    assert not errors


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(case.values[0], id=case.id)
        for case in WRONG
        if case.id not in BEYOND_A_SCHEMA | NO_DATA | {"deep", "list as key"}
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(text: Any) -> None:
    """As far as a schema can tell, so that editors mark it before anything is run."""
    assert not VALIDATOR.is_valid(plain(text))
