"""``mldh lineage``: what was made from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.lineage import LineageGraph

__all__ = ["lineage"]

_RUN = "urn:li:dataProcessInstance:simple_training_run_4"


@command(
    "lineage",
    examples=(
        f"mldh lineage {_RUN}",
        f"mldh lineage {_RUN} --direction up --depth 1",
        f"mldh lineage {_RUN} --format html -o lineage.html",
    ),
    answer={
        "root": "the URN where the walk began",
        "entities": "each with urn, kind, name and facts",
        "links": "each with upstream, downstream and relationship",
        "file": "where the picture was written, or null",
    },
)
@click.argument("urn")
@click.option(
    "--depth",
    default=5,
    show_default=True,
    type=click.IntRange(1, 50),
    metavar="N",
    help="How many hops to go.",
)
@click.option(
    "--direction",
    default="both",
    show_default=True,
    type=click.Choice(["up", "down", "both"]),
    help="Whether to follow what it was made from, what was made from it, or both.",
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "mermaid", "dot", "svg", "html"]),
    help="How to draw it.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it, instead of to the screen.")
@click.pass_obj
def lineage(
    settings: Settings, urn: str, depth: int, direction: str, form: str, output: str | None
) -> None:
    """Draw the lineage of an entity, from where the data begins to what was made of it."""
    from mldh_graphql.cli.files import write_file  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import progress, write_json, write_text  # noqa: PLC0415 - as above
    from mldh_graphql.urns import parse_urn  # noqa: PLC0415 - as above

    root = parse_urn(urn)
    with progress("walking"):
        graph = settings.ask(
            lambda client: client.lineage(
                root, depth=depth, upstream=direction != "down", downstream=direction != "up"
            )
        )
    if output is not None:
        write_file(output, _drawn(graph, form))
    elif not settings.json:
        write_text(_drawn(graph, form))
    if settings.json:
        write_json(_document(graph, output))


def _drawn(graph: LineageGraph, form: str) -> str:
    match form:
        case "mermaid":
            return graph.mermaid()
        case "dot":
            return graph.dot()
        case "svg":
            return graph.svg()
        case "html":
            return graph.html()
        case _:
            return graph.text()


def _document(graph: LineageGraph, file: str | None) -> JsonValue:
    from mldh_graphql.cli.shapes import kind_of  # noqa: PLC0415 - needs more

    return {
        "root": str(graph.root),
        "entities": [
            {
                "urn": str(node.urn),
                "kind": kind_of(node.urn),
                "name": node.name,
                "facts": node.facts,
            }
            for node in graph.nodes.values()
        ],
        "links": [
            {
                "upstream": str(edge.upstream),
                "downstream": str(edge.downstream),
                "relationship": edge.relationship,
            }
            for edge in graph.edges
        ],
        "file": file,
    }
