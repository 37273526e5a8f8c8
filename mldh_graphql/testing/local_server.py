"""Local servers that live in a thread and serve one test after another."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from mldh_graphql.config import ClientConfig, Retries
from mldh_graphql.local import LocalDataHub
from mldh_graphql.server.options import LATEST_VERSION
from mldh_graphql.testing.network import ThreadTransport
from mldh_graphql.testing.server import Server, T

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from anyio.from_thread import BlockingPortal

    from mldh_graphql.local import RecordedRequest
    from mldh_graphql.testing.marker import MarkerOptions

__all__ = ["LocalServer", "LocalServers"]

_MOST_SERVERS: Final = 8
"""Tests that need differently set-up servers get one each; the least recently used is stopped."""

_RETRIES: Final = Retries(first_wait=0.01, longest_wait=0.05)
"""A client repeats as often as always, but a test need not wait for it."""


class LocalServers:
    """Servers by how they are set up; all of it happens in the plugin's thread."""

    def __init__(self) -> None:
        self._running: OrderedDict[tuple[object, ...], LocalDataHub] = OrderedDict()

    async def prepared(self, options: MarkerOptions) -> LocalDataHub:
        """Return a server that is set up so, with nothing in it."""
        running = self._running.get(options.of_server)
        if running is None:
            running = await _started(options)
            self._running[options.of_server] = running
            if len(self._running) > _MOST_SERVERS:
                _, oldest = self._running.popitem(last=False)
                await oldest.stop()
        else:
            self._running.move_to_end(options.of_server)
            if running.requests:
                # Somebody whom the last test left running has written since it ended.
                running.reset()
        running.index_lag = options.index_lag
        running.inject(*options.faults)
        return running

    async def close(self) -> None:
        """Stop them all."""
        await asyncio.gather(*(each.stop() for each in self._running.values()))
        self._running.clear()


async def _started(options: MarkerOptions) -> LocalDataHub:
    token = dict(options.token) if isinstance(options.token, tuple) else options.token
    return await LocalDataHub(
        port=0,
        token=token,
        read_only_tokens=options.read_only_tokens,
        entity_versioning=options.entity_versioning,
        patch_mutations=options.patch_mutations,
        server_version=options.server_version or LATEST_VERSION,
        introspection=options.introspection,
        strict_urns=options.strict_urns,
    ).start()


class LocalServer(Server):
    """A local server, as one test has it.

    Args:
        portal: Leads to the thread in which it lives.
        running: The server.
        options: How it is set up.
    """

    def __init__(
        self, portal: BlockingPortal, running: LocalDataHub, options: MarkerOptions
    ) -> None:
        self._running = running
        super().__init__(
            portal,
            ClientConfig(
                server=running.url, token=_token(options), trust_env=False, retries=_RETRIES
            ),
            ThreadTransport(portal, running.transport.handle_async_request),
            running.observer,
            prefix="",
            deadline=0.0,
        )

    def inside(self, what: str, action: Callable[[LocalDataHub], T]) -> T:  # noqa: ARG002 - it can
        """Do it."""
        return self.portal.call(action, self._running)

    def requests(self) -> Sequence[RecordedRequest]:
        """Return what any client asked."""
        return self.portal.call(lambda: self._running.requests)

    def flush_index(self) -> None:
        """Apply what the index lags behind."""
        self.portal.call(self._running.flush_index)

    def track(self, urn: str) -> None:
        """Do nothing: everything goes anyway."""

    def known_urns(self, entity_type: str) -> Sequence[str]:
        """Return all entities of a type."""
        return self._running.urns(entity_type)

    def late(self) -> str:
        """Say how late the index is, if it is."""
        lag = self._running.index_lag
        if lag == 0:
            return ""
        return f"The index lags by {lag:g} s here; datahub.flush_index() brings it up to date."

    def finish(self) -> None:
        """Forget everything; what hangs is cut off now, not when the next test begins."""
        self.transport.close()
        self.portal.call(self._running.reset)


def _token(options: MarkerOptions) -> str | None:
    """Return the token of the test's client: the first that may write, or else the first."""
    writing = [each for each in options.tokens if each not in options.read_only_tokens]
    return next(iter([*writing, *options.tokens]), None)
