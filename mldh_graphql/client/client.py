"""`DataHubMLClient`: everything that can be done with machine-learning metadata in DataHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from mldh_graphql.client.attachments import AttachmentCalls
from mldh_graphql.client.bulk_calls import BulkCalls
from mldh_graphql.client.datasets import DatasetCalls
from mldh_graphql.client.experiments import ExperimentCalls
from mldh_graphql.client.lineages import LineageCalls
from mldh_graphql.client.links import LinkCalls
from mldh_graphql.client.model_groups import ModelGroupCalls
from mldh_graphql.client.models import ModelCalls
from mldh_graphql.client.recordings import RecordingCalls
from mldh_graphql.client.searches import SearchCalls
from mldh_graphql.client.servers import ServerCalls
from mldh_graphql.client.systems import SystemCalls
from mldh_graphql.client.training_runs import TrainingRunCalls
from mldh_graphql.client.verifications import VerificationCalls
from mldh_graphql.client.versions import VersionCalls
from mldh_graphql.config import ClientConfig
from mldh_graphql.errors import ConfigurationError
from mldh_graphql.session import Session

if TYPE_CHECKING:
    from types import TracebackType

    from mldh_graphql.credentials import TokenSource
    from mldh_graphql.session import HTTPClient, HTTPTransport


class DataHubMLClient(
    ModelGroupCalls,
    ModelCalls,
    ExperimentCalls,
    TrainingRunCalls,
    DatasetCalls,
    LinkCalls,
    AttachmentCalls,
    SearchCalls,
    LineageCalls,
    VersionCalls,
    ServerCalls,
    SystemCalls,
    BulkCalls,
    RecordingCalls,
    VerificationCalls,
):
    """Create, link, change, read, find and hide machine-learning metadata in a DataHub.

    One client serves any number of tasks, and keeps its connections until it is closed. Every
    write is a keyed patch that DataHub applies in one transaction: nothing is read, modified and
    written back, so writers never lose each other's work. Sending a write again changes nothing.

    Args:
        server: The address of GMS (``http://localhost:8080``), of the frontend
            (``http://localhost:9002``) or its ``/api/gms``. Without it ``DATAHUB_GMS_URL`` counts,
            then ``~/.datahubenv``.
        token: A personal access token. Without it ``DATAHUB_GMS_TOKEN`` counts, then
            ``~/.datahubenv``.
        auth: Instead of ``token``, a function that returns one, or an awaitable of one; it is
            called again when DataHub no longer accepts what it returned.
        config: Instead of the three above, all options: timeouts, retries, headers, proxy,
            certificates. Start from ``ClientConfig.from_environment()`` and
            ``dataclasses.replace`` what is to differ.
        transport: An httpx transport that carries the requests instead of the network.
        http_client: An httpx client that carries the requests; it stays open.

    Raises:
        ConfigurationError: There is no server, or options contradict each other.

    Example:
        >>> async with LocalDataHub() as datahub:
        ...     async with DataHubMLClient(datahub.url, transport=datahub.transport) as client:
        ...         urn = await client.create_model("arima_model", version="1.0")
        ...         (await client.get_model(urn)).version
        '1.0'
    """

    def __init__(
        self,
        server: str | None = None,
        token: str | None = None,
        *,
        auth: TokenSource | None = None,
        config: ClientConfig | None = None,
        transport: HTTPTransport | None = None,
        http_client: HTTPClient | None = None,
    ) -> None:
        if config is None:
            config = ClientConfig.from_environment(server=server, token=token, auth=auth)
        elif server is not None or token is not None or auth is not None:
            raise ConfigurationError("pass config, or server, token and auth, not both")
        super().__init__(Session(config, transport=transport, http_client=http_client))

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
        """Close the connections; the client cannot be used afterwards. Closing again is fine."""
        await self._session.aclose()

    @property
    def config(self) -> ClientConfig:
        """How this client reaches DataHub; its ``repr`` shows no secrets."""
        return self._session.config

    def __repr__(self) -> str:
        return f"DataHubMLClient({self.config.server!r})"
