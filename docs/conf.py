"""How the manual is built: `make docs`. Nothing is fetched, and every warning is an error."""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import pathlib
import re
import sys
import types
import typing
from typing import TYPE_CHECKING

import mldh_graphql

sys.path.append(str(pathlib.Path(__file__).parent / "_extensions"))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, TextElement
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "mldh_graphql"
author = "the authors of mldh_graphql"
copyright = author  # noqa: A001 - Sphinx's word
version = release = mldh_graphql.__version__
html_title = f"mldh_graphql {release}"

extensions = ["command_help", "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
# `errors.md#conflicterror` is the same place on a forge and in the built pages.
myst_heading_anchors = 3

# The language of the block says it; guessing colours output as if it were Python.
highlight_language = "text"

default_role = "py:obj"  # `create_model` in a docstring is a link to it
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
autoclass_content = "class"
python_maximum_signature_line_length = 90
python_use_unqualified_type_names = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_rtype = False
napoleon_attr_annotations = True

nitpicky = True

toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
pygments_style = "a11y-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {"top_of_page_buttons": []}


def resolve_annotation(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: TextElement
) -> Element | None:
    """Find what an annotation or a docstring means: it says names as they stand in the source."""
    if node.get("refdomain") != "py":
        return None
    target: str = node["reftarget"].lstrip("~.")
    name = target.rpartition(".")[2]
    python = env.domains.python_domain
    meant = [f"mldh_graphql.{target}"]
    meant += [full_name for full_name in python.objects if full_name.endswith(f".{target}")]
    meant += [
        full_name
        for full_name, entry in python.objects.items()
        if full_name.rpartition(".")[2] == name and entry.objtype in _NAMED_ALONE
    ]
    if "." not in target:
        # A word that only a method or attribute has is no name to be known everywhere.
        meant = [each for each in meant if each in python.objects]
        meant = [each for each in meant if python.objects[each].objtype in _NAMED_ALONE]
    for full_name in meant:
        if full_name in python.objects:
            return python.resolve_xref(
                env, node["refdoc"], app.builder, "obj", full_name, node, contnode
            )
    # Links to Python's own manual would need its list of names from the internet.
    if target.partition(".")[0] in _OTHERS or name in _OTHERS:
        return contnode
    return None


def show_public_bases(
    app: Sphinx, name: str, cls: type, options: object, bases: list[type]
) -> None:
    """Leave out base classes that only group methods; show what they are based on instead."""

    def public(of: type) -> Iterator[type]:
        for base in of.__bases__:
            if base.__name__ in mldh_graphql.__all__ or base.__module__ == "builtins":
                yield base
            else:
                yield from public(base)

    bases[:] = list(dict.fromkeys(public(cls)))


def hide_colons(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep napoleon from taking a sentence up to its colon for the type of an attribute."""
    if what in {"attribute", "data", "property"} and lines:
        lines[0] = lines[0].replace(": ", f"{_COLON} ")


def show_colons(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Put back what `hide_colons` took away."""
    lines[:] = [line.replace(_COLON, ":") for line in lines]


def put_types_beside_names(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Show ``name: str`` instead of a name, its text and then a line for its type."""
    heading = 0
    for place, line in enumerate(lines):
        if line.startswith(".. attribute::"):
            heading = place
        elif line.startswith("   :type:") and lines[heading + 1] == "":
            lines[place], lines[heading + 1] = "", line
            lines.insert(heading + 2, "")


def show_defaults(
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """Write the default of a field that is made anew each time so that Sphinx can read it."""
    return (signature and signature.replace("<factory>", "..."), returned)


def link_manual(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Make a link of the place in the manual that the docstring of an error names."""
    lines[:] = [
        re.sub(r"``docs/(errors)\.md(#\w+)``", r"`the manual <../\1.html\2>`__", line)
        for line in lines
    ]


def setup(app: Sphinx) -> None:
    """Register what is above with Sphinx."""
    app.connect("missing-reference", resolve_annotation)
    app.connect("autodoc-process-bases", show_public_bases)
    # Napoleon does its work at 500.
    app.connect("autodoc-process-docstring", hide_colons, priority=400)
    app.connect("autodoc-process-docstring", show_colons, priority=600)
    app.connect("autodoc-process-docstring", put_types_beside_names, priority=600)
    app.connect("autodoc-process-docstring", link_manual)
    app.connect("autodoc-process-signature", show_defaults)


_COLON = "\ue000"

_NAMED_ALONE = {"class", "data", "exception", "function", "type"}

_OTHERS = {
    "httpx",
    "pydantic",
    *sys.stdlib_module_names,
    *dir(builtins),
    *dir(collections.abc),
    *dir(datetime),
    *dir(pathlib),
    *dir(types),
    *dir(typing),
}
