"""One request to DataHub: sent, repeated where that may help, and its answer understood."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import pydantic
from mldh_graphql_api.operations_client import Operations

from mldh_graphql.answers import Answer, AnswerReader
from mldh_graphql.connections import Connections, HTTPClient, HTTPTransport
from mldh_graphql.credentials import Redactor
from mldh_graphql.errors import (
    DataHubMLError,
    HTTPStatusError,
    RequestTimeoutError,
    UnsupportedServerError,
)
from mldh_graphql.partial_reads import PartialReads
from mldh_graphql.request import Request
from mldh_graphql.retries import Clock, Failure, with_retries
from mldh_graphql.stored_aspects import aspect_values
from mldh_graphql.timeseries_events import check_event_answer, events_by_type
from mldh_graphql.tracing import Tracer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from mldh_graphql.config import ClientConfig
    from mldh_graphql.errors import ErrorDetail
    from mldh_graphql.json_text import JSONText
    from mldh_graphql.server_url import ServerURL
    from mldh_graphql.timeseries_events import TimeseriesEvents
    from mldh_graphql.urns import Urn

__all__ = ["HTTPClient", "HTTPTransport", "Session"]

_VERSION_QUERY = "query getVersion { appConfig { appVersion } }"


class Session:
    """Sends requests to one DataHub, and closes what it opened.

    It may be shared by all tasks of an event loop, and by several loops: each has connections of
    its own. It is the transport of the generated ``Operations``.

    Args:
        config: Where DataHub is and how to reach it.
        transport: Carries the requests instead of the network, for example into an application
            in the same process. It stays open.
        http_client: Carries the requests instead of a client made here; then its proxy,
            certificates and connection limits count, not those of ``config``. It stays open.
        clock: The time, and waiting between attempts.

    Raises:
        ConfigurationError: The options cannot be used together, or a package is missing.
    """

    def __init__(
        self,
        config: ClientConfig,
        *,
        transport: HTTPTransport | None = None,
        http_client: HTTPClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._config = config
        self._url = config.url
        self._clock = clock or Clock()
        self._redactor = Redactor(config.secrets())
        self._connections = Connections(
            config, self._redactor, transport=transport, http_client=http_client
        )
        self._reader = AnswerReader(self._url, self._redactor, self._clock)
        self._tracer = Tracer(self._url)
        self._operations = Operations(self)

    @property
    def config(self) -> ClientConfig:
        """How this session reaches DataHub."""
        return self._config

    @property
    def clock(self) -> Clock:
        """The time, and how this session waits."""
        return self._clock

    @property
    def server(self) -> ServerURL:
        """The server that requests go to."""
        return self._url

    @property
    def operations(self) -> Operations:
        """The operations of ``queries/``, sent through this session."""
        return self._operations

    def redacted(self, text: str) -> str:
        """Return a text that came from outside without secrets."""
        return self._redactor.text(text)

    def __repr__(self) -> str:
        return f"Session({self._url.root!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection that this session opened, in all event loops.

        Nothing can be sent afterwards. Closing again does nothing.
        """
        await self._connections.aclose()

    async def send(
        self,
        query: str,
        operation_name: str,
        variables: Mapping[str, object] | JSONText,
        *,
        idempotent: bool | None = None,
        on_errors: Callable[[Sequence[ErrorDetail]], None] | None = None,
    ) -> dict[str, object]:
        """Send one GraphQL operation and return the ``data`` of the answer.

        Args:
            query: The document.
            operation_name: The operation in it; it names errors and spans.
            variables: The variables, as JSON or as its text.
            idempotent: Whether it may be sent again when DataHub may have executed it already;
                ``None`` means: queries and ``IDEMPOTENT_MUTATIONS`` may.
            on_errors: Accepts an answer with ``data`` and ``errors``, and is told the errors.
                Without it any error is raised.

        Raises:
            RequestError: There is no usable answer.
            GraphQLError: DataHub answers with errors.
            UnsupportedServerError: DataHub is too old for this operation.
            InvalidValueError: The variables are not JSON.
            ConfigurationError: The session is closed, or ``auth`` returned no token.
        """
        request = Request.graphql(
            self._url, query, operation_name, variables, idempotent=idempotent
        )
        with self._tracer.request(operation_name, kind=request.kind) as request.trace:
            answer = await self._answer(request)
            try:
                return self._reader.graphql_data(answer, operation_name, on_errors)
            except UnsupportedServerError as error:
                has = await self._version() or error.has
                raise UnsupportedServerError(needs=error.needs, has=has) from None

    async def execute(
        self, query: str, operation: str | None, variables: Mapping[str, object]
    ) -> dict[str, object]:
        """Send a document that is none of ``queries/`` and return the ``data`` of the answer.

        Args:
            query: The document.
            operation: Which of its operations to run; ``None`` if it has only one.
            variables: The variables, as JSON.

        Raises:
            RequestError: There is no usable answer.
            GraphQLError: DataHub answers with errors; the error has the data that came with them.
            InvalidValueError: The variables are not JSON.
        """
        request = Request.document(self._url, query, operation, variables)
        with self._tracer.request(request.operation, kind=request.kind) as request.trace:
            answer = await self._answer(request)
            return self._reader.document_data(answer, request.operation)

    def accepting_partial_data(self) -> PartialReads:
        """Make a transport for reads of many, where single elements may have failed."""
        return PartialReads(self)

    async def post_events(self, events: TimeseriesEvents) -> None:
        """Write events of timeseries aspects; they are accepted when this returns.

        An event that is written twice stays one event.

        Args:
            events: Pairs of the URN of a run or a data set and an event, as DataHub's
                ``dataProcessInstanceRunEvent`` or ``datasetProfile`` has it.

        Raises:
            RequestError: There is no usable answer.
            WriteRejectedError: DataHub dropped the events of an entity.
        """
        for entity_type, some in events_by_type(events).items():
            request = Request.events(self._url, entity_type, some)
            with self._tracer.request(request.operation) as request.trace:
                answer = await self._answer(request)
                echo = self._reader.json_list(answer, request.operation)
                check_event_answer(some, echo)

    async def delete_aspect(self, urn: Urn, aspect: str) -> None:
        """Remove an aspect from an entity; one that is not there is as good as removed.

        Args:
            urn: The entity.
            aspect: The aspect's name.

        Raises:
            RequestError: There is no usable answer.
        """
        request = Request.aspect_delete(self._url, urn, aspect)
        with self._tracer.request(request.operation) as request.trace:
            try:
                await self._answer(request)
            except HTTPStatusError as error:
                if error.status_code != 404:
                    raise

    async def delete_entity(self, urn: Urn) -> None:
        """Remove an entity for good; one that is not there is as good as removed.

        Args:
            urn: The entity.

        Raises:
            RequestError: There is no usable answer.
        """
        request = Request.entity_delete(self._url, urn)
        with self._tracer.request(request.operation) as request.trace:
            try:
                await self._answer(request)
            except HTTPStatusError as error:
                if error.status_code != 404:
                    raise

    async def probe(self, request: Request) -> Answer:
        """Send a request once and return the answer, whatever it is.

        Raises:
            RequestError: There is no answer.
            ConfigurationError: The session is closed, or ``auth`` returned no token.
        """
        with self._tracer.request(request.operation, kind=request.kind) as request.trace:
            connection = self._connections.here()
            outcome = await self._connections.post(
                connection, request, await self._connections.token(connection)
            )
            if isinstance(outcome, Failure):
                raise outcome.error from outcome.cause
            request.trace.status(outcome.status)
            return outcome

    async def stored_aspects(
        self, entity_type: str, urns: Sequence[Urn], aspects: Sequence[str]
    ) -> dict[str, dict[str, object]]:
        """Read aspects of entities of one type as DataHub stores them, past every index.

        GraphQL shows no raw aspect of a training run.

        Args:
            entity_type: The type of all the entities.
            urns: The entities; a hundred make an answer of some hundred kilobytes.
            aspects: The aspects' names.

        Returns:
            The values of the aspects that are there, by URN and aspect.

        Raises:
            RequestError: There is no usable answer.
        """
        request = Request.aspects(self._url, entity_type, urns, aspects)
        with self._tracer.request(request.operation) as request.trace:
            answer = await self._answer(request)
            return aspect_values(self._reader.json_list(answer, request.operation))

    @contextmanager
    def parsing(self, operation: str) -> Iterator[None]:
        """Turn a generated model's refusal of an answer into ``InvalidResponseError``.

        Put it around the call of a generated operation, not around the making of its input.

        Args:
            operation: What is asked, for the error.
        """
        try:
            yield
        except pydantic.ValidationError as error:
            raise self._reader.unexpected_shape(operation, error) from error

    async def _version(self) -> str | None:
        request = Request.graphql(self._url, _VERSION_QUERY, "getVersion", {})
        try:
            outcome = await self._attempt(request)
            if isinstance(outcome, Failure):
                return None
            config = self._reader.graphql_data(outcome, "getVersion").get("appConfig")
        except DataHubMLError:
            # The question behind this one has failed already; that is what gets reported.
            return None
        version = config.get("appVersion") if isinstance(config, dict) else None
        return f"DataHub {version}" if isinstance(version, str) and version else None

    async def _answer(self, request: Request) -> Answer:
        deadline = self._config.retries.deadline
        limit = asyncio.timeout(deadline)
        try:
            async with limit:
                outcome = await with_retries(
                    lambda: self._attempt(request),
                    what=request.operation,
                    idempotent=request.idempotent,
                    retries=self._config.retries,
                    clock=self._clock,
                )
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise RequestTimeoutError(
                operation=request.operation,
                reason=f"no complete answer came within {deadline:g} s",
                server=self._url.root,
            ) from error
        if isinstance(outcome, Failure):
            raise outcome.error from outcome.cause
        return outcome

    async def _attempt(self, request: Request) -> Answer | Failure:
        connection = self._connections.here()
        request.trace.attempt()
        token = await self._connections.token(connection)
        answer = await self._connections.post(connection, request, token)
        if isinstance(answer, Answer) and answer.status == 401 and self._config.auth is not None:
            token = await self._connections.token(connection, refused=token)
            answer = await self._connections.post(connection, request, token)
        if isinstance(answer, Failure):
            return answer
        request.trace.status(answer.status)
        authorized = token is not None or "authorization" in map(str.lower, self._config.headers)
        return self._reader.failure(answer, request.operation, authorized=authorized) or answer
