"""``mldh link`` and ``unlink``: every link, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import click

from mldh_graphql.cli.commands import Command, Group

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.urns import ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

__all__ = ["link", "unlink"]


class _Link(NamedTuple):
    """A kind of link.

    Attributes:
        name: The command.
        ends: What the arguments are called; a last one that ends in ``...`` may be several.
        linking: What linking says.
        unlinking: What undoing it says.
        example: Arguments that one might type.
        add: Adds it.
        remove: Removes it.
    """

    name: str
    ends: tuple[str, str]
    linking: str
    unlinking: str
    example: str
    add: Callable[[DataHubMLClient, str, tuple[str, ...]], Awaitable[None]]
    remove: Callable[[DataHubMLClient, str, tuple[str, ...]], Awaitable[None]]


def _model(text: str) -> MLModelUrn:
    from mldh_graphql.cli.references import asset  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import MLModelUrn  # noqa: PLC0415 - as above

    return asset(MLModelUrn, text)


def _group(text: str) -> MLModelGroupUrn:
    from mldh_graphql.cli.references import asset  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import MLModelGroupUrn  # noqa: PLC0415 - as above

    return asset(MLModelGroupUrn, text)


def _run(text: str) -> TrainingRunUrn:
    from mldh_graphql.cli.references import by_id  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import TrainingRunUrn  # noqa: PLC0415 - as above

    return by_id(TrainingRunUrn, text)


def _experiment(text: str) -> ExperimentUrn:
    from mldh_graphql.cli.references import by_id  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import ExperimentUrn  # noqa: PLC0415 - as above

    return by_id(ExperimentUrn, text)


_IRIS: Final = "'urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_input,PROD)'"

_LINKS: Final = (
    _Link(
        "model-to-group",
        ("MODEL", "GROUP"),
        "Make a model a member of a group.",
        "Take a model out of a group.",
        "arima_model airline_forecast_models_group",
        lambda client, model, group: client.add_model_to_model_group(
            model_urn=_model(model), group_urn=_group(group[0])
        ),
        lambda client, model, group: client.remove_model_from_model_group(
            model_urn=_model(model), group_urn=_group(group[0])
        ),
    ),
    _Link(
        "run-to-experiment",
        ("RUN", "EXPERIMENT"),
        "Put a run into an experiment; it leaves the one that it was in.",
        "Take a run out of an experiment.",
        "simple_training_run_4 airline_forecast_experiment",
        lambda client, run, experiment: client.add_run_to_experiment(
            run_urn=_run(run), experiment_urn=_experiment(experiment[0])
        ),
        lambda client, run, experiment: client.remove_run_from_experiment(
            run_urn=_run(run), experiment_urn=_experiment(experiment[0])
        ),
    ),
    _Link(
        "run-to-model",
        ("RUN", "MODEL"),
        "Say that a run trained a model.",
        "Take it back that a run trained a model.",
        "simple_training_run_4 arima_model",
        lambda client, run, model: client.add_run_to_model(
            run_urn=_run(run), model_urn=_model(model[0])
        ),
        lambda client, run, model: client.remove_run_from_model(
            run_urn=_run(run), model_urn=_model(model[0])
        ),
    ),
    _Link(
        "run-to-group",
        ("RUN", "GROUP"),
        "Say that a run trains models of a group.",
        "Take it back that a run trains models of a group.",
        "simple_training_run_4 airline_forecast_models_group",
        lambda client, run, group: client.add_run_to_model_group(
            run_urn=_run(run), model_group_urn=_group(group[0])
        ),
        lambda client, run, group: client.remove_run_from_model_group(
            run_urn=_run(run), model_group_urn=_group(group[0])
        ),
    ),
    _Link(
        "run-to-inputs",
        ("RUN", "DATASET..."),
        "Say that a run read data sets.",
        "Take it back that a run read data sets.",
        f"simple_training_run_4 {_IRIS}",
        lambda client, run, datasets: client.add_input_datasets_to_run(
            run_urn=_run(run), dataset_urns=datasets
        ),
        lambda client, run, datasets: client.remove_input_datasets_from_run(
            run_urn=_run(run), dataset_urns=datasets
        ),
    ),
    _Link(
        "run-to-outputs",
        ("RUN", "DATASET..."),
        "Say that a run wrote data sets.",
        "Take it back that a run wrote data sets.",
        f"simple_training_run_4 {_IRIS.replace('input', 'output')}",
        lambda client, run, datasets: client.add_output_datasets_to_run(
            run_urn=_run(run), dataset_urns=datasets
        ),
        lambda client, run, datasets: client.remove_output_datasets_from_run(
            run_urn=_run(run), dataset_urns=datasets
        ),
    ),
)

_ENDS: Final = (
    "Models and groups are given by their URN, or by their id on MLflow in PROD; runs and "
    "experiments by URN or id; data sets by URN."
)

link = Group(
    "link",
    examples=tuple(f"mldh link {each.name} {each.example}" for each in _LINKS),
    help=f"Link two entities.\n\nLinks that others add at the same time survive, and linking twice "
    f"changes nothing. What is linked to need not exist. {_ENDS}",
)

unlink = Group(
    "unlink",
    examples=tuple(f"mldh unlink {each.name} {each.example}" for each in _LINKS),
    help=f"Undo a link; the other links of an entity stay.\n\n{_ENDS}",
)


def _command(kind: _Link, *, adds: bool) -> Command:
    first, second = kind.ends

    @click.pass_obj
    def callback(settings: Settings, source: str, target: str | tuple[str, ...]) -> None:
        from mldh_graphql.cli.output import note, write_json  # noqa: PLC0415 - needs more

        targets = (target,) if isinstance(target, str) else target
        work = kind.add if adds else kind.remove
        settings.ask(lambda client: work(client, source, targets))
        done = "linked" if adds else "unlinked"
        if settings.json:
            write_json({"link": kind.name, done: True})
        else:
            note(done)

    several = second.endswith("...")
    about = kind.linking if adds else kind.unlinking
    return Command(
        kind.name,
        examples=(f"mldh {'link' if adds else 'unlink'} {kind.name} {kind.example}",),
        answer={"link": "the kind of link", "linked" if adds else "unlinked": "true"},
        callback=callback,
        params=[
            click.Argument(["source"], metavar=first),
            click.Argument(["target"], metavar=second, nargs=-1 if several else 1, required=True),
        ],
        help=f"{about}\n\n{_ENDS}",
        short_help=about,
    )


for _each in _LINKS:
    link.add_command(_command(_each, adds=True))
    unlink.add_command(_command(_each, adds=False))
