"""How a resolver reaches the server, and how it refuses an edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import AuthorizationException, RuntimeJavaException
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.context import RequestContext

UNAUTHORIZED = "Unauthorized to perform this action. Please contact your DataHub administrator."


def context_of(info: GraphQLResolveInfo) -> RequestContext:
    """The context that the request was started with."""
    context: RequestContext = info.context
    return context


def editor_of(info: GraphQLResolveInfo, *urns: str) -> Actor:
    """Who asks, if allowed to edit all of ``urns``.

    Raises:
        AuthorizationException: Not allowed.
    """
    actor = context_of(info).actor
    if not all(actor.can_edit(urn) for urn in urns):
        raise AuthorizationException(UNAUTHORIZED)
    return actor


def parsed_urn(text: str) -> Urn:
    """``text`` as a URN.

    Raises:
        RuntimeJavaException: It is none.
    """
    try:
        return Urn.parse(text)
    except UrnSyntaxError:
        raise RuntimeJavaException(
            f"Failed to retrieve entity with urn {text}, invalid urn"
        ) from None
