"""The ids that DataHub's ingestion makes of keys."""

from __future__ import annotations

import hashlib
import json

__all__ = ["guid"]


def guid(**key: str) -> str:
    """Return the id that DataHub's ingestion makes of a key.

    Example:
        >>> guid(orchestrator="mlflow", id="02660a3bee9941ed983667f678ce5611")
        '2666299269d6ebea994d5ec0c29e3aca'
    """
    text = json.dumps(key, separators=(",", ":"), sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
