"""What all commands share: where DataHub is, and how to answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.config import ClientConfig

__all__ = ["Interrupted", "Settings", "secret_from", "shared_options"]

_T = TypeVar("_T")

_SECONDS_TO_END: Final = 5.0
"""How long what was cancelled may clean up before it is told again."""


class Interrupted(Exception):  # noqa: N818 - no error: the user wants it so
    """The user pressed Ctrl-C while DataHub was being asked."""


class Settings:
    """What the options that all commands take have said so far.

    Attributes:
        server: The address of DataHub.
        token: The token itself.
        token_file: A file that holds the token; ``-`` is standard input.
        timeout: Seconds to wait for an answer.
        retries: How often a request is sent at most.
        ca_bundle: The certificates to trust.
        proxy: The proxy's URL.
        headers: Further headers, each as ``Name: value``.
        json: Whether to answer with a JSON document.
        debug: Whether to show tracebacks.
        on_interrupt: Tells what had been done when the user pressed Ctrl-C.
    """

    def __init__(self) -> None:
        self.server: str | None = None
        self.token: str | None = None
        self.token_file: str | None = None
        self.timeout: float | None = None
        self.retries: int | None = None
        self.ca_bundle: str | None = None
        self.proxy: str | None = None
        self.headers: tuple[str, ...] = ()
        self.json = False
        self.debug = False
        self.on_interrupt: Callable[[], str] | None = None

    def config(self) -> ClientConfig:
        """Return how to reach DataHub: the options, else the environment, else the defaults.

        Raises:
            ConfigurationError: There is no server, or an option cannot be used.
        """
        from dataclasses import replace  # noqa: PLC0415 - `mldh --help` does without

        from mldh_graphql.config import (  # noqa: PLC0415 - `mldh --help` does without
            ClientConfig,
            Retries,
            Timeouts,
        )
        from mldh_graphql.errors import ConfigurationError  # noqa: PLC0415 - as above

        if self.token is not None and self.token_file is not None:
            raise ConfigurationError("--token and --token-file contradict each other; give one")
        token = self.token if self.token_file is None else secret_from(self.token_file)
        try:
            found = ClientConfig.from_environment(server=self.server, token=token)
        except ConfigurationError as error:
            if "no server" not in str(error):
                raise
            raise ConfigurationError(
                "no server: give --server, set DATAHUB_GMS_URL, or put gms: server: into "
                "~/.datahubenv; `mldh serve` starts a DataHub of your own"
            ) from None
        if self.timeout is not None:
            seconds = self.timeout
            limits = Timeouts(connect=min(seconds, 10.0), read=seconds, write=seconds, pool=seconds)
            found = replace(found, timeouts=limits)
        if self.retries is not None:
            found = replace(found, retries=Retries(attempts=self.retries))
        if self.ca_bundle is not None:
            found = replace(found, verify=self.ca_bundle)
        if self.proxy is not None:
            found = replace(found, proxy=self.proxy)
        if self.headers:
            found = replace(found, headers=dict(_header(each) for each in self.headers))
        return found

    def ask(self, work: Callable[[DataHubMLClient], Awaitable[_T]]) -> _T:
        """Connect, do the work, close the connections and return what came out.

        Args:
            work: Is given the client.

        Raises:
            DataHubMLError: It failed.
            Interrupted: The user pressed Ctrl-C.
        """
        import asyncio  # noqa: PLC0415 - `mldh --help` does without

        from mldh_graphql.client import DataHubMLClient  # noqa: PLC0415 - as above

        async def connected() -> _T:
            async with DataHubMLClient(config=self.config()) as client:
                return await work(client)

        try:
            return asyncio.run(_insisting(connected()))
        except KeyboardInterrupt:
            # click would begin a new line, also where nobody sees the ^C before it.
            raise Interrupted from None


async def _insisting(work: Coroutine[object, object, _T]) -> _T:
    """Do the work, and end it when the user presses Ctrl-C, even if it does not listen at once.

    A connection that is being made just then may take the cancellation for one of its own attempts.
    """
    import asyncio  # noqa: PLC0415 - `mldh --help` does without

    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=_SECONDS_TO_END)
        if not task.cancelled():
            task.exception()  # what else went wrong meanwhile is of no interest
        raise
    return task.result()


def secret_from(file: str) -> str:
    """Return the token that a file holds; ``-`` is standard input.

    Raises:
        ConfigurationError: The file cannot be read.
    """
    from mldh_graphql.errors import ConfigurationError  # noqa: PLC0415 - `mldh --help` does without

    if file == "-":
        return sys.stdin.read().strip()
    try:
        with open(file, encoding="utf-8-sig") as stream:  # noqa: PTH123 - pathlib costs start-up
            return stream.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise ConfigurationError(f"the token file {file} cannot be read: {reason}") from None


def _header(text: str) -> tuple[str, str]:
    from mldh_graphql.errors import ConfigurationError  # noqa: PLC0415 - `mldh --help` does without

    name, colon, value = text.partition(":")
    if not colon:
        raise ConfigurationError("--header is written 'Name: value'")
    return name.strip(), value.strip()


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    # The same option may stand before the command and after it; what stands later counts.
    if context.resilient_parsing or parameter.name is None:
        return
    source = context.get_parameter_source(parameter.name)
    if source is not click.core.ParameterSource.DEFAULT:
        setattr(context.ensure_object(Settings), parameter.name, value)


def shared_options(*, everywhere: bool = False) -> list[click.Option]:
    """Return the options that go into the settings instead of to the command.

    Args:
        everywhere: Whether to show all of them in the help; without that, only ``--json``.
    """
    hidden = not everywhere

    def shared(
        name: str,
        shown: str,
        *aliases: str,
        metavar: str | None = None,
        kind: click.ParamType[int] | click.ParamType[float] | None = None,
        hidden: bool = hidden,
        multiple: bool = False,
    ) -> click.Option:
        return click.Option(
            [name, *aliases],
            help=shown,
            metavar=metavar,
            type=kind,
            hidden=hidden,
            multiple=multiple,
            is_flag=metavar is None,
            expose_value=False,
            callback=_remember,
        )

    seconds = click.FloatRange(min=0, min_open=True)
    return [
        shared("--server", "DataHub: GMS, the frontend or its /api/gms.", metavar="URL"),
        shared(
            "--token-file", "A file with the token; - reads it from standard input.", metavar="FILE"
        ),
        shared(
            "--token",
            "The token. Others on this machine see it in the list of processes.",
            metavar="TOKEN",
        ),
        shared(
            "--timeout", "How long to wait for an answer [60].", metavar="SECONDS", kind=seconds
        ),
        shared(
            "--retries",
            "How often a request is sent at most [4].",
            metavar="N",
            kind=click.IntRange(min=1),
        ),
        shared("--ca-bundle", "Certificates to trust.", metavar="FILE"),
        shared("--proxy", "The proxy to go through.", metavar="URL"),
        shared(
            "--header",
            "One more header, as 'Name: value'; repeatable.",
            "headers",
            metavar="HEADER",
            multiple=True,
        ),
        shared("--json", "Answer with one JSON document.", hidden=False),
        shared("--debug", "Show where an error comes from."),
    ]
