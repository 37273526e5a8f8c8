"""``mldh query``: any GraphQL document."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.changes import JsonValue
    from mldh_graphql.cli.settings import Settings

__all__ = ["query"]


@command(
    "query",
    examples=(
        "mldh query query.graphql",
        "echo '{ me { corpUser { urn } } }' | mldh query -",
        'mldh query group.graphql --variables \'{"urn": "urn:li:mlModelGroup:'
        "(urn:li:dataPlatform:mlflow,airline_forecast_models_group,PROD)\"}'",
    ),
    answer={
        "data": "what DataHub answered, or null",
        "errors": "each with message, path and code; empty if all went well",
    },
)
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--variables", metavar="JSON", help="The variables, a JSON object; @FILE reads it.")
@click.option("--operation", metavar="NAME", help="Which operation of the document to run.")
@click.pass_obj
def query(settings: Settings, file: IO[str], variables: str | None, operation: str | None) -> None:
    """Send the GraphQL document in FILE and print the data of the answer as JSON.

    FILE may be -, which is standard input. If DataHub answers with errors, each goes to standard
    error, what data there is to standard output, and the exit code is 1.
    """
    from mldh_graphql.cli.output import note, printable, write_json  # noqa: PLC0415 - needs more
    from mldh_graphql.errors import GraphQLError  # noqa: PLC0415 - as above

    document, values = file.read(), _variables(variables)
    failed: GraphQLError | None = None
    data: JsonValue
    try:
        data = settings.ask(
            lambda client: client.execute(document, values, operation_name=operation)
        )
    except GraphQLError as error:
        failed = error
        data = None if error.data is None else _as_json(error.data)
    if settings.json:
        errors: list[JsonValue] = [
            {"message": each.message, "path": list(each.path), "code": each.code}
            for each in (failed.errors if failed else ())
        ]
        write_json({"data": data, "errors": errors})
    elif data is not None:
        write_json(data)
    if failed is not None:
        for each in failed.errors:
            note(f"mldh: {printable(str(each))}")
        raise click.exceptions.Exit(1)


def _variables(text: str | None) -> dict[str, JsonValue]:
    import json  # noqa: PLC0415 - `mldh --help` does without
    from pathlib import Path  # noqa: PLC0415 - as above

    if text is None:
        return {}
    if text.startswith("@"):
        text = Path(text[1:]).read_text(encoding="utf-8")
    try:
        values: object = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"it is no JSON: {error}", param_hint="--variables") from None
    if not isinstance(values, dict):
        raise click.BadParameter("a JSON object is expected", param_hint="--variables")
    return values


def _as_json(data: object) -> JsonValue:
    import json  # noqa: PLC0415 - as above

    # It came as JSON; the copy says so to type checkers.
    copy: JsonValue = json.loads(json.dumps(data))
    return copy
