"""The slice of the schema, its marks, and DataHub's own schemas to check it against."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    Node,
    StringValueNode,
    Visitor,
    build_ast_schema,
    parse,
    visit,
)

ROOT = Path(__file__).resolve().parents[1]
REFERENCES = ROOT.parent / "shared" / "datahub" / "schema"
RELEASES = {
    "v1.3.1": "datahub-v1.3.1.graphql",
    "v1.4.0": "datahub-v1.4.0.graphql",
    "v1.5.0": "datahub-v1.5.0.graphql",
    "v1.6.0": "datahub-v1.6.0.graphql",
    "v1.6.1": "datahub-2026-07-23.graphql",
}
"""Every supported release, oldest first, and the file that holds its schema."""


@cache
def slice_document() -> DocumentNode:
    """Parse mldh_graphql/schema.graphql."""
    return parse((ROOT / "mldh_graphql" / "schema.graphql").read_text(encoding="utf-8"))


@cache
def slice_schema() -> GraphQLSchema:
    """Build the schema of mldh_graphql/schema.graphql, newer members included."""
    return build_ast_schema(slice_document())


@cache
def oldest_slice_schema() -> GraphQLSchema:
    """Build the schema without the members that carry ``@since``."""
    return build_ast_schema(visit(slice_document(), _WithoutNewerMembers()))


@cache
def datahub_schema(release: str) -> GraphQLSchema:
    """Build DataHub's own schema of a release, or skip the test where it is not at hand."""
    path = REFERENCES / RELEASES[release]
    if not path.exists():
        pytest.skip(f"DataHub's schema is not at {path}")
    return build_ast_schema(parse(path.read_text(encoding="utf-8")))


@cache
def queries() -> DocumentNode:
    """Parse all of queries/ as one document."""
    files = sorted((ROOT / "queries").rglob("*.graphql"))
    return parse("\n".join(path.read_text(encoding="utf-8") for path in files))


def since(node: Node | None) -> str | None:
    """Read the release in a node's ``@since``."""
    directives: tuple[DirectiveNode, ...] = getattr(node, "directives", ())
    for directive in directives:
        if directive.name.value == "since":
            value = directive.arguments[0].value
            assert isinstance(value, StringValueNode)
            return value.value
    return None


class _WithoutNewerMembers(Visitor):
    def enter(self, node: Node, *_args: object) -> object:
        return REMOVE if since(node) else None
