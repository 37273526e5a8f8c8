"""Calls about the server itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mldh_graphql.client.calls import Calls
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.urns import CorpUserUrn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mldh_graphql.changes import JsonValue
    from mldh_graphql.diagnosis import Diagnosis


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """What a DataHub says about itself."""

    version: str | None
    """Its release, such as ``v1.6.0``; ``None`` where a build of one's own does not say."""
    entity_versioning: bool
    """Whether ``linkAssetVersion`` does anything. Versions written by this library need it not."""


class ServerCalls(Calls):
    """Ask the server who it is, and who you are."""

    async def server_info(self) -> ServerInfo:
        """Return the server's release and options; works only with a valid token."""
        with self._session.parsing("getServer"):
            config = await self._session.operations.get_server()
        flags = config.feature_flags if config else None
        return ServerInfo(
            version=config.app_version if config else None,
            entity_versioning=bool(flags and flags.entity_versioning_enabled),
        )

    async def me(self) -> CorpUserUrn | None:
        """Return the user that the token stands for; ``None`` if DataHub does not say."""
        with self._session.parsing("getMe"):
            answer = await self._session.operations.get_me()
        user = answer.corp_user if answer else None
        return CorpUserUrn.returned(user.urn) if user else None

    async def diagnose(self, *, write: bool = False, deadline: float = 60.0) -> Diagnosis:
        """Find out what is at this client's address, and whether it can do what is needed.

        Whatever is found, nothing is raised: an unreachable server, a login page and a refused
        token are diagnoses, too. Each finding that is not as it should be says what to do.

        Args:
            write: Whether to try writing, too: a model in a group is written, waited for in links
                and searches, and removed for good. Without it nothing is written, the index lag is
                not measured, and rights are what DataHub's policies say.
            deadline: Seconds to wait for the index.

        Raises:
            ConfigurationError: ``auth`` returned no token, or the client is closed.

        Example:
            >>> diagnosis = await client.diagnose(write=True)
            >>> diagnosis.ok, diagnosis.kind.value, diagnosis.release
            (True, 'local server', 'v1.6.1')
        """
        from mldh_graphql.diagnosis.examining import diagnose  # noqa: PLC0415 - few need it

        return await diagnose(self._session, write=write, deadline=deadline)

    async def execute(
        self,
        query: str,
        variables: Mapping[str, JsonValue] | None = None,
        *,
        operation_name: str | None = None,
    ) -> dict[str, JsonValue]:
        """Send any GraphQL document and return the ``data`` of the answer.

        For what this library has no call for. A document with a mutation is sent once; one without
        is sent again where that may help, as all reads are.

        Args:
            query: The document.
            variables: Its variables.
            operation_name: Which of its operations to run, if there are several.

        Raises:
            GraphQLError: DataHub answers with ``errors``; the error has them, and in ``data`` what
                came besides.
            InvalidValueError: The document is empty, or the variables are not JSON; nothing was
                sent.

        Example:
            >>> urn = await client.create_model_group("churn", name="Churn")
            >>> document = "query($u: String!) { mlModelGroup(urn: $u) { properties { name } } }"
            >>> await client.execute(document, {"u": urn})
            {'mlModelGroup': {'properties': {'name': 'Churn'}}}
        """
        if not isinstance(query, str) or not query.strip():
            raise InvalidValueError(argument="query", reason="a GraphQL document is expected")
        data = await self._session.execute(query, operation_name, variables or {})
        # It was read from JSON.
        return cast("dict[str, JsonValue]", data)
