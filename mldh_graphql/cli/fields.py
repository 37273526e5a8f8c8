"""The fields of the nouns as options: what each is called, what it takes, and how it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CREATABLE", "Field", "Noun"]


class Reader(Protocol):
    """Turns what was typed into what the client takes."""

    def __call__(self, option: str, typed: Sequence[str], /) -> object:
        """Return the value.

        Raises:
            click.BadParameter: It cannot be understood.
        """


class Field(NamedTuple):
    """One option of ``mldh create``.

    Attributes:
        option: What it is called.
        argument: The argument of the client's call that it fills.
        metavar: What the help puts in the place of a value.
        help: What it means.
        read: Turns what was typed into the argument.
        multiple: Whether it may be given several times.
        choices: The words that it takes; empty if it takes any.
    """

    option: str
    argument: str
    metavar: str
    help: str
    read: Reader
    multiple: bool = False
    choices: tuple[str, ...] = ()


class Noun(NamedTuple):
    """One noun of ``mldh create``.

    Attributes:
        name: The command.
        title: What people call it.
        identity: The client's argument that takes the id.
        call: The client's method.
        fields: The options.
        examples: What one might type.
        note: What else the help says.
    """

    name: str
    title: str
    identity: str
    call: str
    fields: tuple[Field, ...]
    examples: tuple[str, ...]
    note: str = ""


def _text(_option: str, typed: Sequence[str]) -> str:
    return typed[-1]


def _texts(_option: str, typed: Sequence[str]) -> list[str]:
    return list(typed)


def _pairs(option: str, typed: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in typed:
        key, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not of the form KEY=VALUE", param_hint=option)
        if key in found:
            raise click.BadParameter(f"{key!r} is there twice", param_hint=option)
        found[key] = value
    return found


def _time(option: str, typed: Sequence[str]) -> object:
    from datetime import datetime  # noqa: PLC0415 - `mldh --help` does without

    shown = typed[-1]
    if shown.lstrip("-").isdecimal():
        return int(shown)
    try:
        time = datetime.fromisoformat(shown)
    except ValueError:
        raise click.BadParameter(
            f"{shown!r} is no time; write it like 2021-08-10T07:20:00Z, or as milliseconds "
            "since 1970",
            param_hint=option,
        ) from None
    if time.utcoffset() is None:
        raise click.BadParameter(
            f"{shown!r} has no time zone; put Z behind it if it is UTC", param_hint=option
        )
    return time


def _stamp(option: str, typed: Sequence[str]) -> object:
    from mldh_graphql.entities import AuditStamp  # noqa: PLC0415 - `mldh --help` does without

    when, _, who = typed[-1].partition(" by ")
    time = _time(option, [when])
    return AuditStamp(time, who) if who else time  # type: ignore[arg-type]  # _time returns times


def _number(option: str, typed: Sequence[str]) -> int:
    try:
        return int(typed[-1])
    except ValueError:
        raise click.BadParameter("a whole number is expected", param_hint=option) from None


def _owners(_option: str, typed: Sequence[str]) -> list[object]:
    from mldh_graphql.entities import Owner  # noqa: PLC0415 - `mldh --help` does without

    return [Owner(*each.split("=", 1)) for each in typed]


def _links(_option: str, typed: Sequence[str]) -> list[object]:
    from mldh_graphql.entities import Link  # noqa: PLC0415 - `mldh --help` does without

    found: list[object] = []
    for each in typed:
        url, _, label = each.strip().partition(" ")
        found.append(Link(url, label.strip() or None))
    return found


def _structured(option: str, typed: Sequence[str]) -> Mapping[str, list[str | float]]:
    found: dict[str, list[str | float]] = {}
    for each in typed:
        key, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not of the form ID=VALUE", param_hint=option)
        found.setdefault(key, []).append(_text_or_number(value))
    return found


def _text_or_number(value: str) -> str | float:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    try:
        return float(value)
    except ValueError:
        return value


def _groups(_option: str, typed: Sequence[str]) -> list[str]:
    from mldh_graphql.cli.references import asset  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import MLModelGroupUrn  # noqa: PLC0415 - as above

    return [asset(MLModelGroupUrn, each) for each in typed]


def _runs(_option: str, typed: Sequence[str]) -> list[str]:
    from mldh_graphql.urns import TrainingRunUrn  # noqa: PLC0415 - `mldh --help` does without

    # A job may have trained a model, too; a job has no short form.
    return [each if each.startswith("urn:") else TrainingRunUrn.build(each) for each in typed]


def _experiment(_option: str, typed: Sequence[str]) -> str:
    from mldh_graphql.cli.references import by_id  # noqa: PLC0415 - `mldh --help` does without
    from mldh_graphql.urns import ExperimentUrn  # noqa: PLC0415 - as above

    return by_id(ExperimentUrn, typed[-1])


_WHEN: Final = "TIME[ by USER]"
_TIMES: Final = "2021-08-10T07:20:00Z, or milliseconds since 1970"

_NAME = Field("--name", "name", "TEXT", "The name that people see.", _text)
_DESCRIPTION = Field("--description", "description", "TEXT", "What it is, in Markdown.", _text)
_URL = Field("--external-url", "external_url", "URL", "Where it lives outside DataHub.", _text)
_PROPERTY = Field(
    "--property", "custom_properties", "KEY=VALUE", "A custom property.", _pairs, multiple=True
)
_CREATED = Field("--created", "created", _WHEN, f"When it was made: {_TIMES}.", _stamp)
_MODIFIED = Field("--last-modified", "last_modified", _WHEN, "When it changed last.", _stamp)
_PLATFORM = Field("--platform", "platform", "NAME", "The platform's name or URN [mlflow].", _text)
_ENV = Field("--env", "env", "ENV", "The environment [PROD].", _text)
_METRIC = Field(
    "--metric",
    "training_metrics",
    "NAME=VALUE",
    "What the training measured.",
    _pairs,
    multiple=True,
)
_PARAM = Field(
    "--param", "hyper_params", "NAME=VALUE", "A setting of the training.", _pairs, multiple=True
)
_RUN = Field(
    "--run", "training_runs", "RUN", "A run that trained it: id or URN.", _runs, multiple=True
)
_GOVERNED = (
    Field("--tag", "tags", "TAG", "A DataHub tag: name or URN.", _texts, multiple=True),
    Field("--term", "terms", "TERM", "A glossary term: id or URN.", _texts, multiple=True),
    Field(
        "--owner",
        "owners",
        "USER[=ROLE]",
        "Who is responsible [TECHNICAL_OWNER].",
        _owners,
        multiple=True,
    ),
    Field("--domain", "domain", "DOMAIN", "The domain: id or URN.", _text),
    Field("--link", "links", "'URL LABEL'", "A page about it.", _links, multiple=True),
    Field(
        "--structured-property",
        "structured_properties",
        "ID=VALUE",
        'A structured property; a number in "" is text.',
        _structured,
        multiple=True,
    ),
)

CREATABLE: Final = (
    Noun(
        "group",
        "a model group",
        "group_id",
        "create_model_group",
        (
            _NAME,
            _DESCRIPTION,
            _PLATFORM,
            _ENV,
            Field("--version", "version", "TEXT", "A version of the group as a whole.", _text),
            _PROPERTY,
            _URL,
            _CREATED,
            _MODIFIED,
            _RUN,
            *_GOVERNED,
        ),
        ("mldh create group airline_models --name 'Airline Models' --owner datahub",),
    ),
    Noun(
        "model",
        "a model in one version",
        "model_id",
        "create_model",
        (
            Field("--version", "version", "VERSION", "Its version, such as 1.0.", _text),
            Field(
                "--alias", "aliases", "NAME", "Another name of the version.", _texts, multiple=True
            ),
            Field("--version-set", "version_set", "ID", "The set that it is a version in.", _text),
            Field("--version-comment", "version_comment", "TEXT", "About the version.", _text),
            _NAME,
            _DESCRIPTION,
            _PLATFORM,
            _ENV,
            Field("--type", "type", "TEXT", "The kind of model, such as ARIMA.", _text),
            _METRIC,
            _PARAM,
            Field(
                "--group",
                "groups",
                "GROUP",
                "A group that it belongs to: id or URN.",
                _groups,
                multiple=True,
            ),
            _RUN,
            _PROPERTY,
            _URL,
            _CREATED,
            _MODIFIED,
            Field(
                "--plain-tag",
                "plain_tags",
                "TEXT",
                "A string of mlModelProperties.tags.",
                _texts,
                multiple=True,
            ),
            *_GOVERNED,
        ),
        (
            "mldh create model arima_1 --version 1.0 --alias champion --metric accuracy=0.9",
            "mldh create model arima_2 --version 2.0 --group airline_models",
        ),
        "A URN has one version: give every version an id of its own and a common --version-set.",
    ),
    Noun(
        "experiment",
        "an experiment",
        "experiment_id",
        "create_experiment",
        (
            _NAME,
            _DESCRIPTION,
            _PLATFORM,
            _PROPERTY,
            _URL,
            _CREATED,
            _MODIFIED,
            *_GOVERNED,
        ),
        ("mldh create experiment airline_forecast --name 'Airline Forecast'",),
    ),
    Noun(
        "run",
        "a training run",
        "run_id",
        "create_training_run",
        (
            _NAME,
            _PLATFORM,
            Field(
                "--result",
                "run_result",
                "RESULT",
                "How it ended; needs --end.",
                _text,
                choices=("SUCCESS", "FAILURE", "SKIPPED", "UP_FOR_RETRY"),
            ),
            Field("--start", "start_timestamp", "TIME", f"When it started: {_TIMES}.", _time),
            Field("--end", "end_timestamp", "TIME", "When it ended.", _time),
            Field("--attempt", "attempt", "N", "Which attempt it was.", _number),
            Field(
                "--native-result",
                "native_result_type",
                "TEXT",
                "The result in the words of what ran it.",
                _text,
            ),
            _METRIC,
            _PARAM,
            Field(
                "--output-url",
                "output_urls",
                "URL",
                "Where results lie.",
                _texts,
                multiple=True,
            ),
            Field(
                "--experiment",
                "experiment",
                "EXPERIMENT",
                "Its experiment: id or URN.",
                _experiment,
            ),
            Field("--input", "inputs", "URN", "A data set that it read.", _texts, multiple=True),
            Field("--output", "outputs", "URN", "A data set that it wrote.", _texts, multiple=True),
            _PROPERTY,
            _URL,
            _CREATED,
            Field("--id", "id", "TEXT", "The run's id in what ran it.", _text),
        ),
        (
            "mldh create run run_4 --result SUCCESS --start 1628580000000 --end 1628580001000",
            "mldh create run run_5 --experiment airline_forecast --param learning_rate=0.01",
        ),
        "A new run without times is recorded as started now.",
    ),
    Noun(
        "dataset",
        "a data set",
        "dataset_id",
        "create_dataset",
        (
            Field("--platform", "platform", "NAME", "The platform's name or URN.", _text),
            _ENV,
            _NAME,
            Field(
                "--qualified-name",
                "qualified_name",
                "TEXT",
                "Its full name on its platform.",
                _text,
            ),
            _DESCRIPTION,
            Field(
                "--sub-type",
                "sub_types",
                "TEXT",
                "What it is, such as Table.",
                _texts,
                multiple=True,
            ),
            _PROPERTY,
            _URL,
            _CREATED,
            _MODIFIED,
            *_GOVERNED,
        ),
        ("mldh create dataset iris_input --platform snowflake --name 'Iris Training Input'",),
    ),
)
"""The nouns that can be created, with every field that the client's calls take."""
