"""Calls about the server itself."""

from __future__ import annotations

from dataclasses import dataclass

from mldh_graphql.client.calls import Calls
from mldh_graphql.urns import CorpUserUrn


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
