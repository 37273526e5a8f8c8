"""Aspects for tests, as the store gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject


@dataclass(frozen=True)
class Stored:
    """The latest version of an aspect."""

    value: JsonObject
    system_metadata: JsonObject = field(default_factory=dict)
    created_ms: int = 1_700_000_000_000
    actor: str = "urn:li:corpuser:writer"
