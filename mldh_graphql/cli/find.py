"""``mldh find``: models, groups, experiments, runs and data sets by what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import click

from mldh_graphql.cli.commands import Group, command

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from mldh_graphql.cli.layout import Cell
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import (
        Dataset,
        Entity,
        MLExperiment,
        MLModel,
        MLModelGroup,
        MLTrainingRun,
    )

__all__ = ["find"]

_ANSWER: Final = {
    "items": "the entities, each with kind and every field by its name",
    "more": "whether there are more than --limit lets through",
}

_EntityT = TypeVar("_EntityT", bound="Entity")
_F = TypeVar("_F", bound="Callable[..., None]")

find = Group(
    "find",
    examples=("mldh find models", "mldh find runs --experiment airline_forecast_experiment"),
    help="Find entities.\n\n"
    "Finding goes through DataHub's index, which shows a write some seconds later.",
)


def _filters(function: _F) -> _F:
    for decorate in reversed(
        (
            click.argument("words", metavar="[QUERY]", default="*"),
            click.option("--platform", metavar="NAME", help="On this platform."),
            click.option(
                "--property", "custom_property", metavar="KEY=VALUE", help="With this property."
            ),
            click.option("--hidden", is_flag=True, help="Soft-deleted ones, too."),
            click.option(
                "--limit",
                default=50,
                show_default=True,
                type=click.IntRange(min=0),
                metavar="N",
                help="How many at most; 0 for all.",
            ),
        )
    ):
        function = decorate(function)
    return function


_tag = click.option("--tag", metavar="TAG", help="With this DataHub tag: its name or URN.")
_experiment = click.option("--experiment", metavar="ID", help="Of this experiment: its id or URN.")


@command(
    "models",
    examples=(
        "mldh find models",
        "mldh find models arima --group airline_forecast_models_group",
        "mldh find models --property team=forecasting --json",
    ),
    answer=_ANSWER,
    short_help="Find models.",
)
@_filters
@_tag
@_experiment
@click.option("--group", metavar="ID", help="In this group: its id or URN.")
@click.pass_obj
def models(
    settings: Settings,
    words: str,
    platform: str | None,
    custom_property: str | None,
    hidden: bool,  # noqa: FBT001 - click passes by name
    limit: int,
    tag: str | None,
    experiment: str | None,
    group: str | None,
) -> None:
    """Find models whose names or descriptions have words that begin as QUERY says."""
    from mldh_graphql.cli.references import asset, by_id  # noqa: PLC0415 - needs more
    from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn  # noqa: PLC0415 - as above

    _find(
        settings,
        lambda client: client.find_models(
            words,
            group=None if group is None else asset(MLModelGroupUrn, group),
            experiment=None if experiment is None else by_id(ExperimentUrn, experiment),
            platform=platform,
            tag=tag,
            custom_property=_pair(custom_property),
            include_soft_deleted=hidden,
            page_size=_page_size(limit),
        ),
        limit,
        ("NAME", "VERSION", "ALIASES", "HIDDEN"),
        _model_row,
    )


@command(
    "groups", examples=("mldh find groups", "mldh find groups airline --limit 5"), answer=_ANSWER
)
@_filters
@_tag
@click.pass_obj
def groups(
    settings: Settings,
    words: str,
    platform: str | None,
    custom_property: str | None,
    hidden: bool,  # noqa: FBT001 - click passes by name
    limit: int,
    tag: str | None,
) -> None:
    """Find model groups."""
    _find(
        settings,
        lambda client: client.find_model_groups(
            words,
            platform=platform,
            tag=tag,
            custom_property=_pair(custom_property),
            include_soft_deleted=hidden,
            page_size=_page_size(limit),
        ),
        limit,
        ("NAME", "VERSION", "HIDDEN"),
        _group_row,
    )


@command("experiments", examples=("mldh find experiments",), answer=_ANSWER)
@_filters
@_tag
@click.pass_obj
def experiments(
    settings: Settings,
    words: str,
    platform: str | None,
    custom_property: str | None,
    hidden: bool,  # noqa: FBT001 - click passes by name
    limit: int,
    tag: str | None,
) -> None:
    """Find experiments."""
    _find(
        settings,
        lambda client: client.find_experiments(
            words,
            platform=platform,
            tag=tag,
            custom_property=_pair(custom_property),
            include_soft_deleted=hidden,
            page_size=_page_size(limit),
        ),
        limit,
        ("NAME", "HIDDEN"),
        _plain_row,
    )


@command(
    "runs",
    examples=(
        "mldh find runs",
        "mldh find runs --experiment airline_forecast_experiment --limit 0",
    ),
    answer=_ANSWER,
)
@_filters
@_experiment
@click.pass_obj
def runs(
    settings: Settings,
    words: str,
    platform: str | None,
    custom_property: str | None,
    hidden: bool,  # noqa: FBT001 - click passes by name
    limit: int,
    experiment: str | None,
) -> None:
    """Find training runs."""
    from mldh_graphql.cli.references import by_id  # noqa: PLC0415 - needs more
    from mldh_graphql.urns import ExperimentUrn  # noqa: PLC0415 - as above

    _find(
        settings,
        lambda client: client.find_training_runs(
            words,
            experiment=None if experiment is None else by_id(ExperimentUrn, experiment),
            platform=platform,
            custom_property=_pair(custom_property),
            include_soft_deleted=hidden,
            page_size=_page_size(limit),
        ),
        limit,
        ("NAME", "RESULT", "STARTED", "TOOK", "HIDDEN"),
        _run_row,
    )


@command("datasets", examples=("mldh find datasets --platform snowflake",), answer=_ANSWER)
@_filters
@_tag
@click.pass_obj
def datasets(
    settings: Settings,
    words: str,
    platform: str | None,
    custom_property: str | None,
    hidden: bool,  # noqa: FBT001 - click passes by name
    limit: int,
    tag: str | None,
) -> None:
    """Find data sets."""
    _find(
        settings,
        lambda client: client.find_datasets(
            words,
            platform=platform,
            tag=tag,
            custom_property=_pair(custom_property),
            include_soft_deleted=hidden,
            page_size=_page_size(limit),
        ),
        limit,
        ("NAME", "HIDDEN"),
        _plain_row,
    )


for _each in (models, groups, experiments, runs, datasets):
    find.add_command(_each)


def _find(
    settings: Settings,
    search: Callable[[DataHubMLClient], AsyncIterator[_EntityT]],
    limit: int,
    headings: Sequence[str],
    row: Callable[[_EntityT], Sequence[Cell]],
) -> None:
    from mldh_graphql.cli.layout import Listing  # noqa: PLC0415 - needs more
    from mldh_graphql.cli.output import (  # noqa: PLC0415 - as above
        note,
        progress,
        write,
        write_json,
    )
    from mldh_graphql.cli.shapes import document_of  # noqa: PLC0415 - as above

    async def collect(client: DataHubMLClient) -> tuple[list[_EntityT], bool]:
        found: list[_EntityT] = []
        async for entity in search(client):
            if limit and len(found) == limit:
                return found, True
            found.append(entity)
        return found, False

    with progress("searching"):
        found, more = settings.ask(collect)
    if settings.json:
        write_json({"items": [document_of(each) for each in found], "more": more})
        return
    if not found:
        note("nothing found")
        return
    write(Listing(headings, [(row(each), str(each.urn)) for each in found]))
    if more:
        note(f"{limit} shown, and there are more: --limit 0 shows all")


def _pair(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    key, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter("write it KEY=VALUE", param_hint="--property")
    return key, value


def _page_size(limit: int) -> int:
    """Return how many to ask for at once: one more than is shown tells whether there are more."""
    return min(limit + 1, 100) if limit else 1000


def _hidden(entity: Entity) -> str:
    return "hidden" if entity.removed else ""


def _name(entity: Entity) -> str:
    return entity.name or entity.urn.display_name


def _plain_row(entity: Dataset | MLExperiment) -> Sequence[Cell]:
    return _name(entity), _hidden(entity)


def _group_row(group: MLModelGroup) -> Sequence[Cell]:
    return _name(group), group.version or "", _hidden(group)


def _model_row(model: MLModel) -> Sequence[Cell]:
    aliases = " ".join(model.aliases or ())
    return _name(model), model.version or "", aliases, _hidden(model)


def _run_row(run: MLTrainingRun) -> Sequence[Cell]:
    from mldh_graphql.cli.wording import duration, moment, result  # noqa: PLC0415 - needs more

    started = moment(run.start_timestamp) if run.start_timestamp else ""
    took = duration(run.start_timestamp, run.end_timestamp)
    return _name(run), result(run), started, took, _hidden(run)
