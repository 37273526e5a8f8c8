"""Whether ``patchEntities`` did what it was asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from mldh_graphql.errors import InvalidResponseError, WriteRejectedError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FAILED_INPUT = re.compile(r"Failed to create MCP for input (\d+):")
_DROPPED = "ingestProposal returned null"
_DROPPED_ADVICE = (
    "DataHub drops an item whose URN it does not like: check the number of its parts, the env and "
    "that it has at most 512 bytes"
)
_ONE_OF_MANY = "Nothing of this request was written"


class PatchInput(Protocol):
    """One patch as it was sent."""

    @property
    def urn(self) -> str | None:
        """The entity."""
        ...

    @property
    def aspect_name(self) -> str:
        """The aspect."""
        ...


class PatchResult(Protocol):
    """What DataHub says about one patch."""

    @property
    def urn(self) -> str:
        """The entity."""
        ...

    @property
    def success(self) -> bool:
        """Whether it was applied."""
        ...

    @property
    def error(self) -> str | None:
        """Why it was not."""
        ...


def check_patch_results(
    inputs: Sequence[PatchInput],
    results: Sequence[PatchResult],
    *,
    operation: str = "patchEntities",
) -> None:
    """Raise unless every patch was applied.

    DataHub applies the patches of a request together: when one is refused, none is written and
    all of them carry the same error. The error raised names the patch that is to blame where the
    text tells it, else the first.

    Args:
        inputs: The patches, as sent.
        results: DataHub's answer.
        operation: What was asked, for the error.

    Raises:
        WriteRejectedError: A patch was refused.
        InvalidResponseError: The answer is not about these patches.
    """
    refused = next((result for result in results if not result.success), None)
    if refused is not None:
        reason = refused.error or ""
        blamed = _blamed(inputs, reason) or _patch_of(inputs, results, refused)
        advice = _DROPPED_ADVICE if _DROPPED in reason else None
        if len(inputs) > 1:
            advice = f"{advice}. {_ONE_OF_MANY}" if advice else _ONE_OF_MANY
        raise WriteRejectedError(
            urn=(blamed.urn if blamed else None) or refused.urn,
            aspect=blamed.aspect_name if blamed else None,
            reason=reason or None,
            advice=advice,
        )
    if len(results) != len(inputs):
        raise InvalidResponseError(
            operation=operation,
            reason=f"{len(results)} results came for {len(inputs)} patches",
            advice="Read the entities to see what was written; repeating the patches is safe",
        )
    for index, (sent, result) in enumerate(zip(inputs, results, strict=True)):
        if sent.urn is not None and result.urn != sent.urn:
            raise InvalidResponseError(
                operation=operation,
                reason=f"result {index} is about {result.urn!r} instead of {sent.urn!r}",
                advice="Read both entities to see what was written",
            )


def _blamed(inputs: Sequence[PatchInput], reason: str) -> PatchInput | None:
    if (number := _FAILED_INPUT.search(reason)) and int(number[1]) < len(inputs):
        return inputs[int(number[1])]
    # One URN can be the beginning of another, so the longest that is mentioned is meant.
    mentioned = [each for each in inputs if each.urn and each.urn in reason]
    if not mentioned:
        return None
    return max(mentioned, key=lambda each: (len(each.urn or ""), each.aspect_name in reason))


def _patch_of(
    inputs: Sequence[PatchInput], results: Sequence[PatchResult], result: PatchResult
) -> PatchInput | None:
    index = next(index for index, each in enumerate(results) if each is result)
    return inputs[index] if index < len(inputs) else None
