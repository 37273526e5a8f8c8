"""`JSONText`: JSON that has been encoded already."""

from __future__ import annotations

from typing import NewType

__all__ = ["JSONText"]

JSONText = NewType("JSONText", str)
"""A text that is JSON, and goes into a request as it is."""
