"""``mldh show``: everything about an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    from mldh_graphql.cli.settings import Settings

__all__ = ["show"]


@command(
    "show",
    examples=(
        "mldh show 'urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)'",
        "mldh show urn:li:dataProcessInstance:simple_training_run_4 --json",
    ),
    answer={
        "kind": "model, model group, experiment, training run or dataset",
        "urn": "the URN",
        "…": "every field of the entity by its name; null where DataHub has nothing",
        "linked_from": "the URNs of what links to it, by label",
        "versions": "the URNs of all versions of its set, the latest first",
        "names": "the display names of everything linked, by URN",
    },
)
@click.argument("urn")
@click.pass_obj
def show(settings: Settings, urn: str) -> None:
    """Show every field of an entity, its links by name, its versions and aliases.

    Links that lead to the entity come through DataHub's index, which shows a write some seconds
    later.
    """
    from mldh_graphql.cli.output import progress, write, write_json  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.profile import document, rendered  # noqa: PLC0415 - as above
    from mldh_graphql.cli.surroundings import surroundings_of  # noqa: PLC0415 - as above
    from mldh_graphql.urns import parse_urn  # noqa: PLC0415 - as above

    asked = parse_urn(urn)
    with progress("reading"):
        found = settings.ask(lambda client: surroundings_of(client, asked))
    if settings.json:
        write_json(document(found))
    else:
        write(*rendered(found))
