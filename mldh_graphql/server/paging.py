"""Which part of a long answer is wanted."""

from __future__ import annotations

from mldh_graphql.server.exceptions import IllegalArgumentException


def checked_page(start: int | None, count: int | None, *, default_count: int) -> tuple[int, int]:
    """Where a page begins and how long it is.

    Args:
        start: How many to skip; ``None``: none.
        count: How many to give at most; ``None``: the default.
        default_count: The default.

    Raises:
        IllegalArgumentException: One of them is negative; the search engine takes no such page.
    """
    for name, given in (("from", start), ("size", count)):
        if given is not None and given < 0:
            raise IllegalArgumentException(
                f"[{name}] parameter cannot be negative, found [{given}]"
            )
    return start or 0, default_count if count is None else count
