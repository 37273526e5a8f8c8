"""What nearly every resolver starts with: the context of its request, a URN as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import RuntimeJavaException
from mldh_graphql.server.urn import Urn, UrnSyntaxError

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

    from mldh_graphql.server.context import RequestContext


def context_of(info: GraphQLResolveInfo) -> RequestContext:
    """The context that the request was started with."""
    context: RequestContext = info.context
    return context


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
