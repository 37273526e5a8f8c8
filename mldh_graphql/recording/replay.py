"""Sending what recorders left behind."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mldh_graphql.bulk import BulkReport, BulkWriter, Outcome
from mldh_graphql.errors import GraphQLError, WriteRejectedError
from mldh_graphql.recording.buffer import RunBuffer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mldh_graphql.changes import Change
    from mldh_graphql.session import Session

__all__ = ["deliver", "replay"]

_log = logging.getLogger(__name__)


async def replay(session: Session, folder: Path, *, run: str | None = None) -> BulkReport:
    """Send every buffer whose recorder is gone; remove those that DataHub acknowledged.

    Args:
        session: Where to.
        folder: Where the buffers are.
        run: The only run to send, if not all.

    Returns:
        What became of it, item by item.
    """
    reports = []
    for buffer in RunBuffer.left_behind(folder, session.server.root):
        try:
            if run is None or buffer.run == run:
                reports.append(await deliver(session, buffer, buffer.changes()))
        finally:
            buffer.release()
    return BulkReport(
        items=tuple(item for report in reports for item in report.items),
        written_count=sum(report.written_count for report in reports),
        unchanged_count=sum(report.unchanged_count for report in reports),
        requests=sum(report.requests for report in reports),
    )


async def deliver(
    session: Session, buffer: RunBuffer | None, changes: Iterable[tuple[Change, ...]]
) -> BulkReport:
    """Send what a run recorded, and remove its buffer once DataHub has all of it.

    The buffer stays if anything may be missing, and is set aside if DataHub refused something.
    """
    async with BulkWriter(session) as bulk:
        for each in changes:
            await bulk.submit(each)
    report = bulk.report
    failed = report.failed
    if buffer is None:
        return report
    if not failed:
        buffer.discard()
    elif all(item.outcome is Outcome.FAILED and _refused(item.error) for item in failed):
        kept = buffer.set_aside()
        _log.error("DataHub refused a part of what a run recorded, it is in %s: %s", kept, report)
    else:
        _log.warning("DataHub did not take all of a run; %s is sent later", buffer.path)
    return report


def _refused(error: BaseException | None) -> bool:
    return isinstance(error, GraphQLError | WriteRejectedError)
