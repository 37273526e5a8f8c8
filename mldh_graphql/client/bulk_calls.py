"""The call that opens a bulk writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mldh_graphql.client.calls import Calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from mldh_graphql.bulk import BulkProgress, BulkWriter


class BulkCalls(Calls):
    """Write many things at once."""

    def bulk(
        self,
        *,
        chunk_size: int = 100,
        concurrency: int = 4,
        on_progress: Callable[[BulkProgress], None] | None = None,
        keep_written: bool = True,
    ) -> BulkWriter:
        """Open a writer that has this client's calls and sends them many at once.

        Use it with ``async with``; `BulkWriter` tells what it guarantees, and `BulkWriter.report`
        what became of every entity.

        Args:
            chunk_size: How many entities go into one request, up to 1,000.
            concurrency: How many chunks are sent at once, up to 64. DataHub gets fewer for a while
                when it says that it has too much to do, or does not answer in time.
            on_progress: Is called after every chunk; it must not wait.
            keep_written: Whether the report lists what was written. Without that it only counts
                it, so that millions of entities need no memory.

        Raises:
            InvalidValueError: A number is out of range.

        Example:
            >>> async with client.bulk() as bulk:
            ...     for number in range(1000):
            ...         run = await bulk.create_training_run(f"run_{number}")
            >>> len(bulk.report.written), len(bulk.report.failed)
            (1000, 0)
        """
        # Most programs do not need it.
        from mldh_graphql.bulk import BulkWriter  # noqa: PLC0415

        return BulkWriter(
            self._session,
            chunk_size=chunk_size,
            concurrency=concurrency,
            on_progress=on_progress,
            keep_written=keep_written,
        )
