"""What the fixtures need of a DataHub, be it local or a real one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from anyio.from_thread import BlockingPortal

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.config import ClientConfig
    from mldh_graphql.local import LocalDataHub, RecordedRequest
    from mldh_graphql.testing.network import ThreadTransport

__all__ = ["Server"]

T = TypeVar("T")


class Server(ABC):
    """The DataHub of one test.

    Args:
        portal: Leads to the thread in which the server, or the connections to it, live.
        config: How clients of the test reach it.
        transport: What carries their requests.
        observer: A client for the server's thread whose requests nobody sees.
        prefix: What the names of everything that the test writes begin with; may be empty.
        deadline: Seconds to wait for the index before an expectation counts as unmet.
    """

    def __init__(
        self,
        portal: BlockingPortal,
        config: ClientConfig,
        transport: ThreadTransport,
        observer: DataHubMLClient,
        *,
        prefix: str,
        deadline: float,
    ) -> None:
        self.portal = portal
        self.config = config
        self.transport = transport
        self.prefix = prefix
        self.deadline = deadline
        self._observer = observer

    def ask(self, question: Callable[[DataHubMLClient], Awaitable[T]]) -> T:
        """Ask with a client that looks on, and wait for the answer, in any thread but the server's.

        Args:
            question: Is called in the server's thread.
        """
        return self.portal.call(question, self._observer)

    @abstractmethod
    def inside(self, what: str, action: Callable[[LocalDataHub], T]) -> T:
        """Do something that only a local server can; on a real one the test is skipped.

        Args:
            what: What it is, for the reason why the test is skipped.
            action: Is called in the server's thread.
        """

    @abstractmethod
    def requests(self) -> Sequence[RecordedRequest]:
        """Return what the test asked so far, oldest first."""

    @abstractmethod
    def flush_index(self) -> None:
        """Make index-backed reads show everything written so far."""

    @abstractmethod
    def track(self, urn: str) -> None:
        """Clean up an entity after the test, too."""

    @abstractmethod
    def known_urns(self, entity_type: str) -> Sequence[str]:
        """Return the entities of a type that the test may have meant; for the server's thread."""

    @abstractmethod
    def late(self) -> str:
        """Say why the index may not show something, if it may; for the server's thread."""

    @abstractmethod
    def finish(self) -> None:
        """End the test: nothing more is sent, and nothing of it is left."""
