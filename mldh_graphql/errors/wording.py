"""How messages are put together."""

from __future__ import annotations

__all__ = ["LONGEST_REFUSAL", "sentences", "shortened"]

_LONGEST_QUOTE = 200
"""A text of the caller or the server is cut here, so that a message stays readable in a log."""

LONGEST_REFUSAL = 1000
"""What DataHub refuses it explains at the end of a long chain of its own classes."""


def shortened(text: str, longest: int = _LONGEST_QUOTE) -> str:
    """Return a text, cut if it is long."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text)} characters)"


def sentences(*parts: str | None) -> str:
    """Join the parts that say something, each closed by a full stop."""
    said = [part.strip() for part in parts if part and part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)
