"""`DataHubFixture`: the DataHub of one test."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.testing.expectations import Expectations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from mldh_graphql.config import ClientConfig, Retries, Timeouts
    from mldh_graphql.local import Fault, LocalDataHub, RecordedRequest, StoredAspect
    from mldh_graphql.server.store import Snapshot
    from mldh_graphql.testing.network import HTTPTransport
    from mldh_graphql.testing.server import Server

__all__ = ["DataHubFixture"]


class DataHubFixture:
    """The DataHub of one test: what the fixture ``datahub`` gives.

    It is a `LocalDataHub` that is empty when the test begins, or a real DataHub with
    ``--datahub-url``. The local one runs in a thread of its own, so everything here may be called
    from a test of any kind, sync or async, and blocks for about a millisecond; on a real
    DataHub for as long as that takes to answer. The plugin makes it; do not make one yourself.

    The local server executes every GraphQL document that it gets against the slice of DataHub's
    schema that this library knows: a document with a field or argument that does not exist is
    refused as DataHub refuses it, whichever client sends it.

    Attributes:
        expect: Expectations that explain themselves when they are not met.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self.expect = Expectations(server)

    def __repr__(self) -> str:
        return f"DataHubFixture({self.url!r})"

    @property
    def url(self) -> str:
        """Where it is, on a real port: for any client, in any thread or process."""
        return self._server.config.server

    @property
    def token(self) -> str | None:
        """What clients have to send; ``None`` if it lets everyone in."""
        return self._server.config.token

    @property
    def config(self) -> ClientConfig:
        """How ``datahub_client`` reaches it; start from this to make clients of your own."""
        return self._server.config

    @property
    def transport(self) -> HTTPTransport:
        """Leads httpx clients of any asyncio event loop to it; ends with the test."""
        return self._server.transport

    def new_client(
        self,
        *,
        token: str | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
    ) -> DataHubMLClient:
        """Make another client like ``datahub_client``; it holds nothing that has to be closed.

        Args:
            token: Another of the tokens that the marker names.
            timeouts: How long one of its requests may wait, such as for a server that hangs.
            retries: How often it repeats requests. ``datahub_client`` repeats as usual, but waits
                only hundredths of a second, unless a ``Retry-After`` asks for more.
        """
        config = self._server.config
        changed = replace(
            config,
            token=config.token if token is None else token,
            timeouts=timeouts or config.timeouts,
            retries=retries or config.retries,
        )
        return DataHubMLClient(config=changed, transport=self.transport)

    # Names

    @property
    def prefix(self) -> str:
        """What names of this test begin with on a real DataHub; empty on a local one."""
        return self._server.prefix

    def unique(self, name: str) -> str:
        """Return the name as this test alone has it.

        On a local server, which no other test shares, that is the name itself.

        Args:
            name: The name or id of an entity, not a URN.

        Raises:
            InvalidValueError: It is a URN.
        """
        if name.startswith("urn:li:"):
            raise InvalidValueError(argument="name", reason="a name is expected, not a URN")
        return name if self.prefix and name.startswith(self.prefix) else f"{self.prefix}{name}"

    def track(self, urn: str) -> None:
        """Clean up an entity after the test, too, if it is a real DataHub's.

        What ``datahub_client`` writes is cleaned up anyway; what other clients write is not.
        """
        self._server.track(urn)

    # Requests

    @property
    def requests(self) -> Sequence[RecordedRequest]:
        """What the test asked so far, oldest first: operation, variables, status.

        What expectations ask does not count. On a real DataHub only requests of
        ``datahub_client`` are seen.
        """
        return self._server.requests()

    def assert_max_requests(self, most: int) -> None:
        """Fail if the test has sent more requests so far; says how many of each operation."""
        __tracebackhide__ = True
        _check_count(self.requests, most)

    def max_requests(self, most: int) -> AbstractContextManager[None]:
        """Fail if more requests are sent in the block; says how many of each operation.

        Example::

            def test_it(datahub):
                with datahub.max_requests(3):
                    run_pipeline(datahub.url)
        """
        return _MaxRequests(self, most)

    def flush_index(self) -> None:
        """Make index-backed reads show everything written so far.

        On a real DataHub this waits until they show what ``datahub_client`` wrote.
        """
        self._server.flush_index()

    # What only a local server can do: on a real one, the test is skipped.

    def aspects(self, urn: str) -> dict[str, StoredAspect]:
        """Return what is stored about an entity: aspects by name, none when it does not exist."""
        return self._server.inside("datahub.aspects()", lambda local: local.aspects(urn))

    def inject(self, *faults: Fault | str) -> None:
        """Let something go wrong with the next requests that fit; see `LocalDataHub.inject`."""
        self._server.inside("datahub.inject()", lambda local: local.inject(*faults))

    @property
    def index_lag(self) -> float:
        """Seconds until index-backed reads show a write; may be changed at any time."""
        return self._server.inside("datahub.index_lag", lambda local: local.index_lag)

    @index_lag.setter
    def index_lag(self, seconds: float) -> None:
        def lag(local: LocalDataHub) -> None:
            local.index_lag = seconds

        self._server.inside("datahub.index_lag", lag)

    def reset(self) -> None:
        """Forget all data, recorded requests and faults; the marker's options stay."""
        self._server.inside("datahub.reset()", lambda local: local.reset())

    def snapshot(self) -> Snapshot:
        """Copy all data, to come back to with :meth:`restore`."""
        return self._server.inside("datahub.snapshot()", lambda local: local.snapshot())

    def restore(self, snapshot: Snapshot) -> None:
        """Replace all data by that of ``snapshot``; recorded requests stay."""
        self._server.inside("datahub.restore()", lambda local: local.restore(snapshot))


class _MaxRequests(AbstractContextManager[None]):
    """Counts the requests of a block. A class, so that a failure shows no frames but the test's."""

    def __init__(self, datahub: DataHubFixture, most: int) -> None:
        self._datahub = datahub
        self._most = most
        self._before = 0

    def __enter__(self) -> None:
        self._before = len(self._datahub.requests)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        if error is None:
            _check_count(self._datahub.requests[self._before :], self._most)


def _check_count(requests: Sequence[RecordedRequest], most: int) -> None:
    __tracebackhide__ = True
    if len(requests) <= most:
        return
    counted = Counter(each.operation or f"{each.method} {each.path}" for each in requests)
    lines = [f"  {count:4} {operation}" for operation, count in counted.most_common()]
    sent = "1 request was" if len(requests) == 1 else f"{len(requests)} requests were"
    raise AssertionError("\n".join([f"{sent} sent, at most {most} are allowed:", *lines]))
