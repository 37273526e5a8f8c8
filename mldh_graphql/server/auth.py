"""Who asks: bearer tokens, and what happens when there are none."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.server.actor import SYSTEM_ACTOR, Actor

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_USER = "urn:li:corpuser:datahub"
"""Whom a token without a user of its own stands for: DataHub's first administrator."""


def nothing(_urn: str) -> bool:
    """Allow no edit."""
    return False


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Knows the tokens; without any, everyone is let in.

    Attributes:
        tokens: The user's URN by token.
        read_only: The tokens that may read but not write.
    """

    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    read_only: frozenset[str] = field(default=frozenset(), repr=False)

    def actor(self, headers: Mapping[str, str]) -> Actor | None:
        """Who sent a request with these headers; ``None`` when that is not known.

        With tokens, only a bearer token counts. Without, the header ``X-DataHub-Actor``
        is believed, and the system acts when it is missing.

        Args:
            headers: The request's headers; looking up must ignore case.
        """
        if not self.tokens:
            return Actor(headers.get("x-datahub-actor") or SYSTEM_ACTOR)
        scheme, _, sent = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        for token, urn in self.tokens.items():
            if hmac.compare_digest(token.encode(), sent.strip().encode()):
                return Actor(urn, nothing) if token in self.read_only else Actor(urn)
        return None


def tokens_by_user(token: str | Mapping[str, str] | None) -> dict[str, str]:
    """One notation for "no token", one token, and a user for each token.

    Args:
        token: ``None``, a token that stands for the first administrator, or the user of
            each token, as URN or plain user name.
    """
    if token is None:
        return {}
    if isinstance(token, str):
        return {token: DEFAULT_USER}
    return {
        text: user if user.startswith("urn:") else f"urn:li:corpuser:{user}"
        for text, user in token.items()
    }
