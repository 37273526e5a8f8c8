"""The HTTP statuses of writes that are refused; the two REST interfaces agree on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import (
    IllegalArgumentException,
    UnsupportedOperationException,
)
from mldh_graphql.server.proposal import UnknownTarget
from mldh_graphql.server.validation_exceptions import ProposalRefused

if TYPE_CHECKING:
    from mldh_graphql.server.exceptions import JavaThrowable

_NOT_ASKED_PROPERLY = (IllegalArgumentException, UnsupportedOperationException, UnknownTarget)


def refused_status(refusal: JavaThrowable) -> int:
    """400 for what can never be written, 422 for what validation refuses.

    Args:
        refusal: Why a batch was not written.
    """
    if isinstance(refusal, ProposalRefused):
        return 422
    return 400 if isinstance(refusal, _NOT_ASKED_PROPERLY) else 422
