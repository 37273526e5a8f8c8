"""What a release of DataHub can do, as far as its number tells."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["FIRST_WITH_PATCHES", "has_patches", "release_number"]

FIRST_WITH_PATCHES: Final = (1, 3, 1)
"""The release in which ``patchEntities`` appeared."""

_NUMBER: Final = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def release_number(release: str | None) -> tuple[int, int, int] | None:
    """Return the number of a release such as ``v1.3.1``; ``None`` where there is none."""
    found = _NUMBER.match(release or "")
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def has_patches(release: str) -> bool:
    """Return whether a release has ``patchEntities``; one without a number is taken as new."""
    number = release_number(release)
    return number is None or number >= FIRST_WITH_PATCHES
