"""``mldh create``: every noun, with every field as an option."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import click

from mldh_graphql.cli.commands import Command, Group
from mldh_graphql.cli.fields import CREATABLE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from mldh_graphql.cli.fields import Field, Noun
    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.urns import Urn

__all__ = ["create"]

_REQUIRED: Final = {("create_model", "version"), ("create_dataset", "platform")}

create = Group(
    "create",
    examples=tuple(noun.examples[0] for noun in CREATABLE),
    help="Create an entity, or add what is said to the one that exists.\n\n"
    "Only what you say is written: entries of lists are added, single values are set, everything "
    "else stays as others left it. Doing it twice changes nothing. The URN goes to standard "
    "output.",
)


def _option(noun: Noun, field: Field) -> click.Option:
    return click.Option(
        [field.option, field.argument],
        metavar=field.metavar,
        help=f"{field.help.removesuffix('.')}; repeatable." if field.multiple else field.help,
        multiple=field.multiple,
        required=(noun.call, field.argument) in _REQUIRED,
        type=click.Choice(field.choices) if field.choices else None,
    )


def _command(noun: Noun) -> Command:
    fields = {field.argument: field for field in noun.fields}

    @click.pass_obj
    def callback(settings: Settings, /, **typed: str | tuple[str, ...] | None) -> None:
        from mldh_graphql.cli.output import write_json, write_text  # noqa: PLC0415 - needs more
        from mldh_graphql.errors import InvalidValueError  # noqa: PLC0415 - as above

        identity = typed.pop(noun.identity)
        values = {
            name: fields[name].read(
                fields[name].option, (value,) if isinstance(value, str) else value
            )
            for name, value in typed.items()
            if value not in (None, ())
        }
        try:
            urn = settings.ask(lambda client: _call(client, noun)(identity, **values))
        except InvalidValueError as error:
            raise InvalidValueError(
                argument=_in_options(error.argument, fields), reason=error.reason
            ) from None
        if settings.json:
            write_json({"urn": str(urn), "kind": noun.title.split(" ", 1)[1]})
        else:
            write_text(str(urn))

    about = f"Create {noun.title}, or add to it."
    return Command(
        noun.name,
        examples=noun.examples,
        answer={"urn": "the URN", "kind": "what it is"},
        callback=callback,
        params=[
            click.Argument([noun.identity], metavar="ID"),
            *(_option(noun, field) for field in noun.fields),
        ],
        help=f"{about}\n\nID is the name in its URN. {noun.note}".rstrip(),
        short_help=about,
    )


def _in_options(argument: str, fields: Mapping[str, Field]) -> str:
    """Return the option in the place of the argument that it fills: ``--metric['accuracy']``."""
    name = re.match(r"\w*", argument)
    field = fields.get(name[0]) if name else None
    return argument if field is None else argument.replace(field.argument, field.option, 1)


def _call(client: object, noun: Noun) -> Callable[..., Awaitable[Urn]]:
    """Return the client's method; a test compares its arguments with the table's."""
    return cast("Callable[..., Awaitable[Urn]]", getattr(client, noun.call))


for _noun in CREATABLE:
    create.add_command(_command(_noun))
