"""The sort ids that DataHub makes for versions: eight letters, ``AAAAAAAA`` first."""

from __future__ import annotations

from mldh_graphql.server.exceptions import IllegalArgumentException

INITIAL_SORT_ID = "AAAAAAAA"
"""The sort id of a version set's first version."""

_LENGTH = 8


class AlphanumericSortIdGenerator:
    """DataHub's scheme ``ALPHANUMERIC_GENERATED_BY_DATAHUB``."""

    @staticmethod
    def increment(sort_id: str) -> str:
        """Return the sort id that follows: the greater text, except that ``ZZZZZZZZ`` starts over.

        Args:
            sort_id: Eight letters A to Z.

        Raises:
            IllegalArgumentException: The text is not eight letters A to Z.
        """
        # Java counts, and refuses, UTF-16 units; half a pair is shown as a question mark.
        units = sort_id.encode("utf-16-le", "surrogatepass")
        if len(units) != 2 * _LENGTH:
            raise IllegalArgumentException("Input string must be exactly 8 characters long")
        for letter in sort_id:
            if not "A" <= letter <= "Z":
                shown = letter if ord(letter) <= 0xFFFF else "?"
                raise IllegalArgumentException(f"Invalid character in input string: {shown}")
        stem = sort_id.rstrip("Z")
        if not stem:
            return INITIAL_SORT_ID
        return stem[:-1] + chr(ord(stem[-1]) + 1) + "A" * (_LENGTH - len(stem))
