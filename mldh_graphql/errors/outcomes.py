"""What became of writes and of checks, where it is not what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mldh_graphql.errors.root import DataHubMLError
from mldh_graphql.errors.wording import LONGEST_REFUSAL, sentences, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BulkWriteError",
    "UnsupportedServerError",
    "VerificationError",
    "WriteRejectedError",
    "WriteReport",
]


class WriteRejectedError(DataHubMLError):
    """DataHub refused a write: HTTP 200, no ``errors``, ``success: false``.

    Attributes:
        urn: The entity.
        aspect: The aspect that was patched, or ``None`` if the refusal is not about one.
        reason: What DataHub said.
    """

    def __init__(
        self, *, urn: str, aspect: str | None, reason: str | None, advice: str | None = None
    ) -> None:
        said = reason or "DataHub gave no reason"
        target = f"{aspect} of {shortened(urn)}" if aspect else shortened(urn)
        super().__init__(
            sentences(
                f"DataHub refused to write {target}: {shortened(said, LONGEST_REFUSAL)}", advice
            )
        )
        self.urn = urn
        self.aspect = aspect
        self.reason = said


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What became of the items of a write that took several requests.

    Attributes:
        written: The URNs that DataHub has acknowledged.
        failed: The error of every URN that failed.
    """

    written: tuple[str, ...] = ()
    failed: Mapping[str, DataHubMLError] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{len(self.written)} written, {len(self.failed)} failed"]
        lines += [f"  {shortened(urn)}: {error}" for urn, error in list(self.failed.items())[:5]]
        if len(self.failed) > 5:
            lines.append(f"  and {len(self.failed) - 5} more in .report.failed")
        return "\n".join(lines)


class BulkWriteError(DataHubMLError):
    """Some items of a write failed; the rest were written and stay written.

    Attributes:
        report: Which were written, and why the others were not.
    """

    def __init__(self, *, report: WriteReport) -> None:
        super().__init__(f"{report}\nRepeat the failed ones; what was written stays written.")
        self.report = report


class VerificationError(DataHubMLError):
    """What DataHub has differs from what was described.

    Attributes:
        report: The differences; ``str(report)`` lists them.
    """

    def __init__(self, *, report: object) -> None:
        super().__init__(f"DataHub has something else than was described:\n{report}")
        self.report = report


class UnsupportedServerError(DataHubMLError):
    """This DataHub is too old for what was asked.

    Attributes:
        needs: What is needed, for example ``patchEntities (DataHub 1.3.1)``.
        has: What the server has, for example ``DataHub 1.2.0``.
    """

    def __init__(self, *, needs: str, has: str) -> None:
        super().__init__(f"This needs {needs}, but the server has {has}. Upgrade DataHub.")
        self.needs = needs
        self.has = has
