"""The pytest plugin: a DataHub for every test that asks for one, and nothing for the others.

Installed with the package (entry point ``pytest11``), it brings

* the fixtures ``datahub`` (`DataHubFixture`), ``datahub_client`` (an ordinary `DataHubMLClient`)
  and ``datahub_url`` (a real port, for any client);
* the marker ``@pytest.mark.datahub(index_lag=…, token=…, server_version=…, faults=[…])``, whose
  options are those of `MarkerOptions`;
* the options ``--datahub-url`` and ``--datahub-cleanup`` (in the ini file ``datahub_url``,
  ``datahub_cleanup`` and ``datahub_deadline``), which run the same tests against a real DataHub.

``mldh_graphql.testing`` tells how they are used. This module imports nothing but pytest, so it
costs nothing where it is not used.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.testing import DataHubFixture
    from mldh_graphql.testing.marker import MarkerOptions
    from mldh_graphql.testing.real_server import Cleanup
    from mldh_graphql.testing.server import Server

_CLEANUPS: Final[tuple[Cleanup, ...]] = ("soft", "hard", "keep")
_MARKER: Final = (
    "datahub(*, index_lag, token, read_only_tokens, server_version, patch_mutations, "
    "entity_versioning, introspection, strict_urns, faults): what the DataHub of the fixtures "
    "datahub, datahub_client and datahub_url is like, and what goes wrong with requests to it."
)
_INSTALL: Final = " (what tests need: pip install 'mldh-graphql[pytest]')"
_OPTIONS: Final = pytest.StashKey["MarkerOptions"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the ini file."""
    group = parser.getgroup("datahub", "DataHub")
    group.addoption(
        "--datahub-url",
        metavar="URL",
        help="run the tests that use a DataHub against this one, instead of local ones; the token "
        "is that of the variable DATAHUB_GMS_TOKEN",
    )
    group.addoption(
        "--datahub-cleanup",
        choices=_CLEANUPS,
        help="what becomes of what tests wrote into a real DataHub: soft (hide it, the default), "
        "hard (delete it for good), keep",
    )
    parser.addini("datahub_url", "the same as --datahub-url")
    parser.addini("datahub_cleanup", "the same as --datahub-cleanup", default="soft")
    parser.addini(
        "datahub_deadline",
        "seconds to wait until the index of a real DataHub shows what was written (60)",
        default="60",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that the tests run against a real DataHub."""
    url = _real_url(config)
    return f"datahub: a real one at {url}; what tests write: {_cleanup(config)}" if url else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Check what the markers of a test say, whether it uses the fixtures or not."""
    if item.get_closest_marker("datahub") is not None:
        # Imported by those who need it, here as below.
        from mldh_graphql.errors import ConfigurationError  # noqa: PLC0415

        try:
            from mldh_graphql.testing.marker import MarkerOptions  # noqa: PLC0415

            item.stash[_OPTIONS] = MarkerOptions.of_marks(item.iter_markers("datahub"))
        except ConfigurationError as error:
            wrong = str(error)
        else:
            return
        # Outside of the block, or pytest shows the first error as well.
        pytest.fail(wrong, pytrace=False)


@pytest.fixture(scope="session")
def _datahub_servers(
    pytestconfig: pytest.Config,
) -> Iterator[Callable[[MarkerOptions], Server]]:
    """What makes the DataHub of a test; its thread starts with the first test that needs one."""
    from mldh_graphql.errors import ConfigurationError  # noqa: PLC0415

    url = _real_url(pytestconfig)
    servers: Callable[[MarkerOptions], Server] | None = None
    problem = ""
    with ExitStack() as stack:
        try:
            from mldh_graphql.testing.session import local_datahubs, real_datahub  # noqa: PLC0415

            opened = (
                real_datahub(url, cleanup=_cleanup(pytestconfig), deadline=_deadline(pytestconfig))
                if url
                else local_datahubs()
            )
            servers = stack.enter_context(opened)
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith("mldh_graphql"):
                raise
            problem = f"The fixture datahub needs {missing.name}"
        except ConfigurationError as error:
            problem = str(error)
        if servers is None:
            pytest.fail(f"{problem}{'' if url else _INSTALL}", pytrace=False)
        yield servers


@pytest.fixture
def datahub(
    request: pytest.FixtureRequest, _datahub_servers: Callable[[MarkerOptions], Server]
) -> Iterator[DataHubFixture]:
    """A DataHub of this test's own, empty, on a real port; see `mldh_graphql.testing`."""
    from mldh_graphql.testing.datahub import DataHubFixture  # noqa: PLC0415
    from mldh_graphql.testing.marker import MarkerOptions  # noqa: PLC0415

    options = request.node.stash.get(_OPTIONS, MarkerOptions())
    if _real_url(request.config) and options.said():
        chosen = ", ".join(options.said())
        pytest.skip(f"a real DataHub (--datahub-url) cannot be told its {chosen}")
    server = _datahub_servers(options)
    yield DataHubFixture(server)
    server.finish()


@pytest.fixture
def datahub_client(request: pytest.FixtureRequest, datahub: DataHubFixture) -> DataHubMLClient:
    """The ordinary client of `datahub`, for any asyncio event loop; nothing has to be closed."""
    if _runs_in_trio(request):
        pytest.fail(
            "datahub_client works in asyncio only: run this test with anyio_backend 'asyncio', or "
            "use datahub_url and datahub.expect, which work with trio, too",
            pytrace=False,
        )
    return datahub.new_client()


@pytest.fixture
def datahub_url(datahub: DataHubFixture) -> str:
    """Where `datahub` is: a real port, for code that brings a client of its own."""
    return datahub.url


def _real_url(config: pytest.Config) -> str | None:
    return config.getoption("--datahub-url") or config.getini("datahub_url") or None


def _cleanup(config: pytest.Config) -> Cleanup:
    chosen = config.getoption("--datahub-cleanup") or config.getini("datahub_cleanup")
    for cleanup in _CLEANUPS:
        if chosen == cleanup:
            return cleanup
    raise pytest.UsageError(f"datahub_cleanup is {', '.join(_CLEANUPS)}, not {chosen!r}")


def _deadline(config: pytest.Config) -> float:
    text = str(config.getini("datahub_deadline"))
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise pytest.UsageError(f"datahub_deadline is a number of seconds, not {text!r}")
    return seconds


def _runs_in_trio(request: pytest.FixtureRequest) -> bool:
    if request.node.get_closest_marker("trio") is not None:
        return True
    return (
        "anyio_backend" in request.fixturenames
        and request.getfixturevalue("anyio_backend_name") == "trio"
    )
