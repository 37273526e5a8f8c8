"""What DataHub's validators find wrong with a batch, in its words."""

from __future__ import annotations

from mldh_graphql.server.exceptions import EntityValidationException, IllegalArgumentException

_JAVA_NAME = "com.linkedin.metadata.aspect.plugins.validation.AspectValidationException"


class ProposalRefused(IllegalArgumentException):
    """Validators object to a batch before anything of it is applied."""


class ValidationExceptionCollection:
    """Objections of validators, by entity and aspect."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, urn: str, aspect: str, message: str) -> None:
        """Object to what a batch does to an aspect; saying the same twice counts once."""
        self._messages.setdefault((urn, aspect), {})[message] = None

    def __bool__(self) -> bool:
        return bool(self._messages)

    def __str__(self) -> str:
        groups = [
            f"EntityAspect:({urn},{aspect}) Exceptions: "
            f"[{', '.join(f'{_JAVA_NAME}: {message}' for message in messages)}]"
            for (urn, aspect), messages in sorted(self._messages.items())
        ]
        return f"ValidationExceptionCollection{{{'; '.join(groups)}}}"

    def raise_proposed(self) -> None:
        """Refuse the batch before anything of it is applied, if there are objections.

        Raises:
            ProposalRefused: There are objections.
        """
        if self:
            raise ProposalRefused(f"Failed to validate MCP due to: {self}")

    def raise_pre_commit(self) -> None:
        """Refuse the batch after it was applied in memory, if there are objections.

        Raises:
            EntityValidationException: There are objections.
        """
        if self:
            raise EntityValidationException(str(self))
