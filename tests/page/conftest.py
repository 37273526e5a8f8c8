"""A visitor of the tutorial's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.page.airline import Airline, write_airline
from tests.page.browsing import Visitor, visiting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    """Somebody who looks at an empty DataHub."""
    async with visiting() as one:
        yield one


@pytest.fixture
async def airline(visitor: Visitor) -> Airline:
    """The tutorial's data, written to the visitor's DataHub."""
    return await write_airline(visitor.datahub.client)
