"""Tokens: what is accepted as one, and keeping them out of everything that people read."""

from __future__ import annotations

import html
import inspect
import json
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from mldh_graphql.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

TokenSource: TypeAlias = "Callable[[], str | Awaitable[str]]"
"""A function that returns a token that is valid now; plain or ``async``."""

MASK = "[hidden]"

_VISIBLE_ASCII = re.compile(r"[!-~]+")
_SHORTEST_SECRET = 6
"""Nothing shorter is a secret; hiding it would only make holes in ordinary words."""

# Tokens that are not ours, or that the server cut: anything after "Bearer", and the fixed
# beginning of every JSON web token, which personal access tokens are.
_TOKEN_SHAPES = re.compile(r"(?i:\b(?:bearer|basic)\s+)[!-~]{6,}|\beyJ[\w-]{8,}(?:\.[\w-]*)*")


def checked_token(text: str, *, source: str) -> str:
    """Return a token as it goes into the ``Authorization`` header.

    White space around it and a leading ``Bearer`` are dropped, as they come from copying.

    Args:
        text: The token.
        source: Where it came from, for the error: ``token=`` or a variable's name.

    Raises:
        ConfigurationError: It is empty or holds characters that no token has.
    """
    token = re.sub(r"(?i)^bearer(\s+|$)", "", text.strip())
    if not token:
        raise ConfigurationError(f"{source} is empty; leave it out to send no token")
    if not _VISIBLE_ASCII.fullmatch(token):
        raise ConfigurationError(
            f"{source} holds white space or other characters that no token has; copy it again"
        )
    return token


async def token_from(source: TokenSource) -> str:
    """Ask a token source for a token.

    Raises:
        ConfigurationError: What it returns is not a token.
    """
    token: object = source()
    if inspect.isawaitable(token):
        token = await token
    if not isinstance(token, str):
        raise ConfigurationError(f"auth returned {type(token).__name__}, not the token as text")
    return checked_token(token, source="the token that auth returned")


class Redactor:
    """Replaces secrets in text that came from outside, before it becomes part of an error."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: tuple[str, ...] = ()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Remember a secret, also as it looks inside JSON, HTML and URLs."""
        if len(secret) < _SHORTEST_SECRET:
            return
        looks = {secret, quote(secret, safe=""), html.escape(secret), json.dumps(secret)[1:-1]}
        # The longest first: a short secret may be part of a longer one. A new tuple, because
        # other threads may be reading the old one.
        self._secrets = tuple(sorted({*self._secrets, *looks}, key=len, reverse=True))

    def text(self, text: str) -> str:
        """Hide known secrets and whatever else looks like a token."""
        return _TOKEN_SHAPES.sub(MASK, self._known(text))

    def value(self, value: object) -> object:
        """Hide known secrets in every text of a JSON value; leave all else as it is."""
        if isinstance(value, str):
            return self._known(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self._known(str(name)): self.value(item) for name, item in value.items()}
        return value

    def _known(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text
