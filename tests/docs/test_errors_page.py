"""Every error class has its section in the manual, and the other way round."""

from __future__ import annotations

import re
import traceback

import pytest

from mldh_graphql import errors
from mldh_graphql.errors import ConfigurationError, DataHubMLError
from tests.docs.page import MANUAL

PAGE = (MANUAL / "errors.md").read_text()
SECTIONS = re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)


def classes(root: type[DataHubMLError] = DataHubMLError) -> list[type[DataHubMLError]]:
    """The tree, from the root down."""
    return [root, *(each for child in root.__subclasses__() for each in classes(child))]


CLASSES = [each for each in classes() if each.__module__.startswith("mldh_graphql.")]


def test_the_page_has_one_section_for_each_class_in_the_order_of_the_tree() -> None:
    """No class is without a section, and no section without a class."""
    assert errors.__doc__ is not None
    assert re.findall(r"(\w+Error)\s", errors.__doc__.partition("A message")[0]) == SECTIONS
    assert {each.__name__ for each in CLASSES} == set(SECTIONS)


def test_the_page_draws_the_tree_as_the_module_does() -> None:
    """There is one tree, shown in two places."""
    drawn = PAGE.split("\n```\n", 2)[1]
    assert errors.__doc__ is not None
    assert drawn in re.sub(r"^    ", "", errors.__doc__, flags=re.MULTILINE)


@pytest.mark.parametrize("error", [pytest.param(each, id=each.__name__) for each in CLASSES])
def test_a_class_says_where_it_is_explained(error: type[DataHubMLError]) -> None:
    """In an attribute and in its docstring, and the place is there."""
    path, _, anchor = error.manual.partition("#")

    assert path == "docs/errors.md"
    assert anchor in {section.lower() for section in SECTIONS}
    assert anchor == error.__name__.lower()
    assert error.__doc__ is not None
    assert error.manual in error.__doc__


def test_a_traceback_ends_with_the_place() -> None:
    """Whoever sees the error unhandled learns where to read on; the message stays as it was."""
    error = ConfigurationError("no server")

    assert str(error) == "no server"
    assert traceback.format_exception_only(error)[-1] == "See docs/errors.md#configurationerror\n"


def test_a_class_that_a_caller_derives_is_explained_with_its_parent() -> None:
    """The manual cannot know it."""

    class PipelineError(ConfigurationError):
        """Somebody's own."""

    assert PipelineError.manual == ConfigurationError.manual
    assert PipelineError.__doc__ == "Somebody's own."
