"""A DataHub of your own: the local server, started and stopped by ``async with``."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

from mldh_graphql.errors import ConfigurationError

try:
    from mldh_graphql.page import PageDoor
    from mldh_graphql.server.app import UNRECORDED, UNSEEN, build_app
    from mldh_graphql.server.auth import Authenticator, tokens_by_user
    from mldh_graphql.server.context import ServerState
    from mldh_graphql.server.fault_answers import DROP
    from mldh_graphql.server.faults import Fault, FaultKind
    from mldh_graphql.server.listening import Listener
    from mldh_graphql.server.loopback import OwnPagesOnly, is_loopback
    from mldh_graphql.server.options import LATEST_VERSION, ServerOptions
    from mldh_graphql.server.recording import RecordedRequest
    from mldh_graphql.server.stored import StoredAspect
except ModuleNotFoundError as missing:
    _package = (missing.name or "").partition(".")[0]
    if _package == "mldh_graphql":
        raise
    raise ConfigurationError(
        f"The local server needs {_package}: pip install mldh-graphql[local]"
    ) from missing

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from starlette.applications import Starlette
    from starlette.types import ASGIApp, Receive, Scope, Send

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.server.store import Snapshot

__all__ = ["Fault", "FaultKind", "LocalDataHub", "RecordedRequest", "StoredAspect"]

_IN_PROCESS_URL = "http://local-datahub"


class LocalDataHub:
    """A server that behaves as DataHub does, in this process.

    It answers through an in-process transport, or also on a port of its own; there, a browser
    shows what it knows. It keeps its data in memory, or in a file that outlives it. What it is
    asked, it records.

    Requests are answered in the event loop that entered the context; whatever else this
    class offers must be called from there, too.

    Args:
        path: A database file, made when missing; ``None`` keeps everything in memory.
        port: Listen on this port; 0 picks a free one. ``None``: in-process only.
        host: The address to listen on.
        token: What clients must send: one token, or the user (name or URN) of each token.
            ``None`` lets everyone in.
        read_only_tokens: The tokens that may read but not write.
        index_lag: Seconds until ``relationships``, ``lineage``, searches and run states show
            a write.
        entity_versioning: Whether ``linkAssetVersion`` does anything; off by default, as in
            DataHub.
        patch_mutations: Whether the server has ``patchEntities``; ``False`` stands for a
            DataHub before v1.3.1.
        server_version: The release that the server says it is.
        introspection: Whether clients may ask for the schema.
        strict_urns: Whether URNs that DataHub only warns of are invalid, too.

    Raises:
        ConfigurationError: Options contradict each other; on entering: the file or the port
            cannot be used.

    Example:
        >>> async with LocalDataHub() as datahub:
        ...     urn = await datahub.client.create_model_group("churn")
        ...     sorted(datahub.aspects(urn))[:3]
        ['browsePathsV2', 'dataPlatformInstance', 'mlModelGroupKey']
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        port: int | None = None,
        host: str = "127.0.0.1",
        token: str | Mapping[str, str] | None = None,
        read_only_tokens: Iterable[str] = (),
        index_lag: float = 0.0,
        entity_versioning: bool = False,
        patch_mutations: bool = True,
        server_version: str = LATEST_VERSION,
        introspection: bool = True,
        strict_urns: bool = False,
    ) -> None:
        tokens = tokens_by_user(token)
        read_only = frozenset(read_only_tokens)
        if read_only - tokens.keys():
            raise ConfigurationError("A read-only token is not among the tokens (token=).")
        if index_lag < 0:
            raise ConfigurationError("index_lag must not be negative.")
        self._path = None if path is None else Path(path)
        self._host = host
        self._port = port
        self._index_lag = index_lag
        self._token = next((text for text in tokens if text not in read_only), None)
        self._authenticator = Authenticator(tokens, read_only)
        self._options = ServerOptions(
            entity_versioning=entity_versioning,
            patch_mutations=patch_mutations,
            server_version=server_version,
            introspection=introspection,
            strict_urns=strict_urns,
        )
        self._served: _Served | None = None
        self._client: DataHubMLClient | None = None
        self._observer: DataHubMLClient | None = None
        self._listener: Listener | None = None

    async def start(self) -> Self:
        """Start it where ``async with`` cannot be used: at a prompt or in a notebook.

        Returns:
            The server itself, running until `stop`.

        Raises:
            ConfigurationError: It is running already, or the file or the port cannot be used.

        Example:
            >>> datahub = await LocalDataHub().start()
            >>> await datahub.client.exists("urn:li:dataProcessInstance:run_4")
            False
            >>> await datahub.stop()
        """
        if self._served is not None:
            raise ConfigurationError("This LocalDataHub is running already.")
        try:
            state = ServerState(
                self._path,
                options=self._options,
                authenticator=self._authenticator,
                index_lag=self._index_lag,
            )
        except sqlite3.Error as error:
            raise ConfigurationError(f"Cannot keep data in {self._path}: {error}.") from error
        page = PageDoor(authenticator=self._authenticator, host=self._host)
        app = build_app(state, pages=page.routes)
        page.connect(seen=_InProcess(app), unseen=_InProcess(app, UNRECORDED))
        self._served = _Served(state, app, page)
        if self._port is not None:
            try:
                self._listener = await Listener.start(self._guarded(app), self._host, self._port)
            except OSError as error:
                await self.stop()
                if error.errno == errno.EADDRINUSE:
                    reason = "another program does. Take another port; 0 is any that is free"
                else:
                    reason = error.strerror or str(error)
                raise ConfigurationError(
                    f"Cannot listen on {self._host}:{self._port}: {reason}."
                ) from error
        return self

    def _guarded(self, app: ASGIApp) -> ASGIApp:
        """What answers on the port: a server that anybody may ask is not for every web site."""
        is_open = not self._authenticator.tokens
        return OwnPagesOnly(app) if is_open and is_loopback(self._host) else app

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop it; what it kept in memory is gone. Stopping again is fine."""
        for client in filter(None, (self._client, self._observer)):
            await client.aclose()
        self._client = self._observer = None
        if self._served is not None:
            self._served.state.recorder.faults.clear()  # Nobody stops while a request hangs.
        if self._listener is not None:
            await self._listener.stop()
            self._listener = None
        if self._served is not None:
            await self._served.page.aclose()
            self._served.state.close()
            self._served = None

    @property
    def _running(self) -> _Served:
        if self._served is None:
            raise ConfigurationError("This LocalDataHub is not running: use `async with`.")
        return self._served

    @property
    def url(self) -> str:
        """Where the server is: what a client takes as ``server=``.

        Without ``port=`` nothing listens there; only :attr:`transport` leads to it.
        """
        if self._running and self._listener is not None:
            return self._listener.url
        return _IN_PROCESS_URL

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """Leads any httpx client to this server without a socket."""
        return _InProcess(self._running.app)

    @property
    def client(self) -> DataHubMLClient:
        """The ordinary client, connected to this server; closed together with it.

        It holds the first token that may write, and needs no socket even when there is a port.
        """
        _ = self._running
        if self._client is None:
            self._client = self._new_client(self.transport)
        return self._client

    @property
    def observer(self) -> DataHubMLClient:
        """A client that looks on: nothing that it asks is recorded, refused or hit by a fault."""
        if self._observer is None:
            self._observer = self._new_client(_InProcess(self._running.app, UNSEEN))
        return self._observer

    def _new_client(self, transport: httpx.AsyncBaseTransport) -> DataHubMLClient:
        # Not needed to serve, so not imported before somebody asks.
        from mldh_graphql.client import DataHubMLClient  # noqa: PLC0415
        from mldh_graphql.config import ClientConfig  # noqa: PLC0415

        # A configuration of its own: the caller's environment speaks of another DataHub.
        config = ClientConfig(server=self.url, token=self._token, trust_env=False)
        return DataHubMLClient(config=config, transport=transport)

    @property
    def requests(self) -> Sequence[RecordedRequest]:
        """The last 10,000 requests (32 MiB of bodies at most), oldest first; never their tokens."""
        return list(self._running.state.recorder.requests)

    @property
    def index_lag(self) -> float:
        """Seconds until index-backed reads show a write; may be changed at any time."""
        return self._running.state.index.lag

    @index_lag.setter
    def index_lag(self, seconds: float) -> None:
        self._running.state.index.lag = seconds

    def flush_index(self) -> None:
        """Make index-backed reads show everything written so far."""
        self._running.state.index.flush()

    def aspects(self, urn: str) -> dict[str, StoredAspect]:
        """What is stored about an entity: aspects by name, empty when it does not exist."""
        return self._running.state.store.aspects(urn)

    def urns(self, entity_type: str | None = None) -> list[str]:
        """The entities that exist, of one type (``mlModel``) or all, in the order of their making.

        An entity that was written only as the far end of a link does not exist.
        """
        return self._running.state.store.urns(entity_type)

    def reset(self) -> None:
        """Forget all data, recorded requests and faults yet to happen; keep the options."""
        self._running.state.reset()

    def snapshot(self) -> Snapshot:
        """Copy all data, to come back to with :meth:`restore`."""
        return self._running.state.store.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Replace all data by that of ``snapshot``; recorded requests stay."""
        self._running.state.store.restore(snapshot)

    def answer_next(
        self,
        status: int,
        body: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Answer the next requests with this instead of executing them.

        The same as ``inject(Fault.http(status, body, headers=headers).when(times=times))``.

        Args:
            status: The HTTP status.
            body: The text to answer with.
            headers: The headers to answer with.
            times: How many requests to answer so.
        """
        self.inject(Fault.http(status, body, headers=headers).when(times=times))

    def inject(self, *faults: Fault | str) -> None:
        """Let something go wrong with the next requests that fit.

        A request is hit by the first fault that fits it, so several happen one after another.

        Args:
            faults: Each as a `Fault` or as words: ``"500 twice"``, ``"429 retry-after=1"``,
                ``"200-with-errors"``, ``"login-page"``, ``"drop-connection-after-write"``,
                ``"hang operation=patchEntities"``; see `Fault.parse`.

        Raises:
            InvalidValueError: A text says no fault; none was injected.

        Example:
            >>> datahub.inject("drop-connection-after-write")
            >>> urn = await client.create_model_group("churn")  # sent again, and still written once
            >>> [request.status for request in datahub.requests]
            [0, 200]
        """
        self._running.state.recorder.faults.add([Fault.of(fault) for fault in faults])


@dataclass(frozen=True, slots=True)
class _Served:
    """What there is while the server runs."""

    state: ServerState
    app: Starlette
    page: PageDoor


class _InProcess(httpx.AsyncBaseTransport):
    """Leads requests into an application in this process.

    Args:
        app: The application.
        mark: What the application is to know of the requests: ``UNSEEN`` or ``UNRECORDED``.
    """

    def __init__(self, app: Starlette, mark: str | None = None) -> None:
        self._app = app
        self._mark = mark

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application; as on a network, connections can break and time can run out."""
        # As on a network, other tasks have their turn meanwhile; a program that does nothing but
        # ask would never let the loop clear its timers away.
        await asyncio.sleep(0)
        dropped = False

        def drop() -> None:
            nonlocal dropped
            dropped = True

        async def connected(scope: Scope, receive: Receive, send: Send) -> None:
            scope[DROP] = drop
            if self._mark is not None:
                scope[self._mark] = True
            await self._app(scope, receive, send)

        # A bug in the server must look like one in DataHub: an answer with status 500.
        inner = httpx.ASGITransport(app=connected, raise_app_exceptions=False)
        patience = request.extensions.get("timeout", {}).get("read")
        limit = asyncio.timeout(patience)
        try:
            async with limit:
                response = await inner.handle_async_request(request)
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise httpx.ReadTimeout("", request=request) from error
        if dropped:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            )
        return response
