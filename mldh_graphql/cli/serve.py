"""``mldh serve``: a DataHub of one's own, for programs in any language."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mldh_graphql.cli.commands import command

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from types import FrameType

    from mldh_graphql.cli.settings import Settings
    from mldh_graphql.local import LocalDataHub

__all__ = ["serve"]


@command(
    "serve",
    examples=(
        "mldh serve",
        "mldh serve --port 0 --demo",
        "mldh serve --path datahub.sqlite --index-lag 2",
    ),
    answer={
        "url": "the address, as soon as it answers",
        "token": "whether clients must send one",
        "data": "the file with the data, or memory",
    },
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--path", metavar="FILE", help="Keep the data in this file, instead of in memory.")
@click.option("--demo", is_flag=True, help="Begin with the data of DataHub's ML tutorial.")
@click.option(
    "--index-lag",
    default=0.0,
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Show writes in searches and lineage this much later.",
)
@click.option("--entity-versioning", is_flag=True, help="Let linkAssetVersion work.")
@click.option("--strict-urns", is_flag=True, help="Refuse URNs that DataHub only warns of.")
@click.option(
    "--server-version", metavar="RELEASE", help="The release to be; before v1.3.1 without patches."
)
@click.pass_obj
def serve(
    settings: Settings,
    host: str,
    port: int,
    path: str | None,
    demo: bool,  # noqa: FBT001 - click passes by name
    index_lag: float,
    entity_versioning: bool,  # noqa: FBT001 - as above
    strict_urns: bool,  # noqa: FBT001 - as above
    server_version: str | None,
) -> None:
    """Start a DataHub of your own, and keep it until Ctrl-C.

    It answers as DataHub does, for programs in any language, and loses its data in the end unless
    --path says where to keep them. With --token-file (or --token), clients must send that token;
    without it, everybody who reaches the port is let in. Ending it with Ctrl-C or SIGTERM is no
    error.
    """
    import asyncio  # noqa: PLC0415 - `mldh --help` does without

    from mldh_graphql.cli.settings import secret_from  # noqa: PLC0415 - as above
    from mldh_graphql.credentials import checked_token  # noqa: PLC0415 - as above
    from mldh_graphql.diagnosis.releases import has_patches  # noqa: PLC0415 - as above
    from mldh_graphql.local import LocalDataHub  # noqa: PLC0415 - needs an extra
    from mldh_graphql.server.options import LATEST_VERSION  # noqa: PLC0415 - as above

    token = settings.token if settings.token_file is None else secret_from(settings.token_file)
    if token is not None:
        # What no client could send would keep everybody out.
        token = checked_token(token, source="the token")
    release = server_version or LATEST_VERSION
    datahub = LocalDataHub(
        path,
        port=port,
        host=host,
        token=token,
        index_lag=index_lag,
        entity_versioning=entity_versioning,
        strict_urns=strict_urns,
        server_version=release,
        patch_mutations=has_patches(release),
    )
    asyncio.run(_serve(settings, datahub, path, demo=demo, has_token=token is not None))


async def _serve(
    settings: Settings, datahub: LocalDataHub, path: str | None, *, demo: bool, has_token: bool
) -> None:
    import asyncio  # noqa: PLC0415 - `mldh --help` does without

    from mldh_graphql.cli.output import note, write_json, write_text  # noqa: PLC0415 - as above

    stopped = asyncio.Event()
    async with datahub:
        with _ending(stopped):
            if demo:
                await _tell_tutorial(datahub)
            kept = path or "memory"
            if settings.json:
                write_json({"url": datahub.url, "token": has_token, "data": kept})
            else:
                write_text(_greeting(datahub.url, kept, has_token=has_token))
            sys.stdout.flush()
            await stopped.wait()
    note("stopped; the data, which were in memory, are gone" if path is None else "stopped")


async def _tell_tutorial(datahub: LocalDataHub) -> None:
    from mldh_graphql.demo.airline import tutorial  # noqa: PLC0415 - only needed here
    from mldh_graphql.demo.checks import Checks  # noqa: PLC0415 - as above

    lag, datahub.index_lag = datahub.index_lag, 0.0
    await tutorial(datahub.client, Checks())
    datahub.index_lag = lag


def _greeting(url: str, kept: str, *, has_token: bool) -> str:
    lines = [f"DataHub is at {url} (Ctrl-C ends it; the data are in {kept})"]
    lines += ["A browser shows there what it knows, and /api/graphiql asks it in GraphQL.", ""]
    lines.append(f"export DATAHUB_GMS_URL={url}")
    if has_token:
        lines.append("export DATAHUB_GMS_TOKEN=…  # the token that you gave")
    return "\n".join(lines)


@contextmanager
def _ending(stopped: asyncio.Event) -> Iterator[None]:
    """Set the event on Ctrl-C and SIGTERM, and give the signals back afterwards."""
    import asyncio  # noqa: PLC0415 - `mldh --help` does without
    import signal  # noqa: PLC0415 - as above

    loop = asyncio.get_running_loop()

    def stop(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopped.set)

    # Not the loop's own way, which Windows does not have.
    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
