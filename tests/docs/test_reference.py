"""The reference describes every public name, and nothing that is not there."""

from __future__ import annotations

import importlib
import re

import click
import pytest

import mldh_graphql
from mldh_graphql import DataHubMLClient
from mldh_graphql.cli.program import mldh
from tests.docs.page import MANUAL

DIRECTIVE = re.compile(r"^\.\. (auto\w+|currentmodule):: ([\w.]+)", re.MULTILINE)
MODULES = ("automodule", "currentmodule")


def described() -> list[str]:
    """What the directives of the reference name, in full."""
    names = []
    for page in sorted((MANUAL / "reference").glob("*.md")):
        module = ""
        for directive, name in DIRECTIVE.findall(page.read_text()):
            if directive in MODULES:
                module = name
            elif name.startswith("mldh_graphql."):
                names.append(name)
            else:
                names.append(f"{module}.{name}")
    return names


DESCRIBED = described()


@pytest.mark.parametrize("name", mldh_graphql.__all__)
def test_a_public_name_is_described(name: str) -> None:
    """Whatever can be imported from the package has an entry."""
    assert f"mldh_graphql.{name}" in DESCRIBED


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in dir(DataHubMLClient)
        # What the class itself has stands in its own entry.
        if not name.startswith("_") and name not in vars(DataHubMLClient)
    ],
)
def test_a_call_of_the_client_is_described(name: str) -> None:
    """Every call has an entry, in a section of the page of the client."""
    assert f"mldh_graphql.DataHubMLClient.{name}" in DESCRIBED


def test_nothing_is_described_twice() -> None:
    """A link to a name has one place to lead to."""
    assert len(DESCRIBED) == len(set(DESCRIBED))


@pytest.mark.parametrize("name", DESCRIBED)
def test_what_is_described_is_there(name: str) -> None:
    """An entry of something that was renamed or removed fails without building the manual."""
    module, words = "mldh_graphql", name.split(".")[1:]
    found: object = importlib.import_module(module)
    for word in words:
        if not hasattr(found, word):
            found = importlib.import_module(f"{module}.{word}")
        else:
            found = getattr(found, word)
        module = f"{module}.{word}"


def test_the_help_of_every_command_is_shown() -> None:
    """In a section of its own, with that of the commands below it."""
    page = (MANUAL / "reference" / "commands.md").read_text()

    sections = re.findall(r"^## (\w+)\n\n```{mldh} (\w+)\n```$", page, re.MULTILINE)

    assert sections == [(name, name) for name in mldh.list_commands(click.Context(mldh))]
