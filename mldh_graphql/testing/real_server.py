"""A real DataHub, which a test shares with others: names of its own, and cleaning up."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal, TypeAlias

import pytest

from mldh_graphql.client import DataHubMLClient
from mldh_graphql.entities import default_version_set
from mldh_graphql.errors import ConfigurationError, DataHubMLError, VerificationError
from mldh_graphql.session import Session
from mldh_graphql.testing.network import Network, ThreadTransport
from mldh_graphql.testing.server import Server, T
from mldh_graphql.testing.written import written_urns
from mldh_graphql.urns import MLModelUrn, Urn, VersionSetUrn
from mldh_graphql.verification import VerificationReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from anyio.from_thread import BlockingPortal

    from mldh_graphql.config import ClientConfig
    from mldh_graphql.local import LocalDataHub, RecordedRequest

__all__ = ["Cleanup", "RealDataHub", "RealServer"]

Cleanup: TypeAlias = Literal["soft", "hard", "keep"]
"""What becomes of what a test wrote: hidden, deleted for good, or left."""


class RealDataHub:
    """The connections of one test session to a real DataHub; they live in the plugin's thread.

    Args:
        config: Where it is.
        cleanup: What becomes of what tests wrote.
        deadline: Seconds to wait for its index.
    """

    def __init__(self, config: ClientConfig, cleanup: Cleanup, deadline: float) -> None:
        self.config = config
        self.cleanup = cleanup
        self.deadline = deadline
        self.observer = DataHubMLClient(config=config)
        self.network = Network(config)
        self._session = Session(config)

    async def close(self) -> None:
        """Close the connections."""
        await self.observer.aclose()
        await self.network.aclose()
        await self._session.aclose()

    async def delete(self, urns: Sequence[Urn]) -> None:
        """Hide entities, or delete them for good, as was chosen; those that are gone are skipped.

        Raises:
            DataHubMLError: DataHub refused.
        """
        if self.cleanup == "keep":
            return
        if self.cleanup == "soft":
            existing = [urn for urn in urns if await self.observer.exists(urn)]
            await self.observer.soft_delete(*existing)
            return
        sets = [default_version_set(urn) for urn in urns if isinstance(urn, MLModelUrn)]
        for urn in (*urns, *sets):
            await self._session.delete_entity(urn)


class RealServer(Server):
    """A real DataHub, as one test has it.

    Args:
        portal: Leads to the thread in which the connections live.
        datahub: The connections.
    """

    def __init__(self, portal: BlockingPortal, datahub: RealDataHub) -> None:
        self._datahub = datahub
        self._written: dict[Urn, None] = {}
        self._requests: list[RecordedRequest] = []
        super().__init__(
            portal,
            datahub.config,
            ThreadTransport(
                portal, datahub.network.send, before=self._check, after=self._requests.append
            ),
            datahub.observer,
            prefix=f"mldh_test_{secrets.token_hex(4)}_",
            deadline=datahub.deadline,
        )

    def _check(self, request: RecordedRequest) -> None:
        """Keep a test from changing what is not its own, and note what it writes."""
        for text in written_urns(request):
            urn = Urn.returned(text)
            if self.prefix not in urn and not self._is_version_set(urn):
                raise ConfigurationError(
                    f"this test would change {urn} in a DataHub that it shares with others; "
                    f"call it datahub.unique({urn.display_name!r}), which names it for this "
                    "test alone"
                )
            self._written[urn] = None

    def _is_version_set(self, urn: Urn) -> bool:
        return any(
            urn == default_version_set(model)
            for model in self._written
            if isinstance(model, MLModelUrn)
        )

    def inside(self, what: str, action: Callable[[LocalDataHub], T]) -> T:  # noqa: ARG002 - nor can be
        """Skip the test."""
        pytest.skip(
            f"{what} needs the local server; this test runs against a real DataHub (--datahub-url)"
        )

    def requests(self) -> Sequence[RecordedRequest]:
        """Return what ``datahub_client`` asked."""
        return list(self._requests)

    def flush_index(self) -> None:
        """Wait until the index shows what was written, or fail when it does not."""
        self.ask(self._wait)

    async def _wait(self, client: DataHubMLClient) -> None:
        written = [urn for urn in self._written if await client.exists(urn)]
        try:
            await client.wait_until_visible(*written, deadline=self.deadline)
        except VerificationError as error:
            # Links to what does not exist are not late; whether they are right is another question.
            report = error.report
            if not isinstance(report, VerificationReport) or report.not_visible:
                raise

    def track(self, urn: str) -> None:
        """Note an entity that another client wrote."""
        self._written[Urn(urn)] = None

    def known_urns(self, entity_type: str) -> Sequence[str]:
        """Return the entities of a type that the test wrote."""
        return [urn for urn in self._written if urn.entity_type == entity_type]

    def late(self) -> str:
        """Say how long was waited."""
        return f"It did not show within {self.deadline:g} s (datahub_deadline in the ini file)."

    def finish(self) -> None:
        """Hide or delete what the test wrote."""
        self.transport.close()
        written = [urn for urn in self._written if not isinstance(urn, VersionSetUrn)]
        try:
            self.portal.call(self._datahub.delete, written)
        except DataHubMLError as error:
            names = "\n  ".join(written)
            pytest.fail(
                f"What the test wrote could not be cleaned up: {error}\n  {names}", pytrace=False
            )
