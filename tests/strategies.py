"""Hypothesis strategies: every noun with values that break naive code."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from mldh_graphql.urns.rules import encode_part, encoded_length

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

HOSTILE = (
    "",
    "1.0",
    "1e400",
    "true",
    "null",
    "null hypothesis",
    "true story",
    '"quoted"',
    "it's",
    "[1] note",
    "{}",
    '{"a": 1}',
    "a/b",
    "a~b",
    "~1",
    "~0~01",
    "a,b",
    "(a)",
    "100%",
    "%2C",
    "-",
    "_",
    "0",
    "01",
    "/",
    "a/",
    "//",
    " padded ",
    "tab\tline\nbreak",
    "模型",
    "😀",
    "e\u0301",
    "\u202eright to left",
    "\x00",
    "99999999999999999999",
    "urn:li:tag:x",
    "${jndi:ldap://x}",
    "<b>bold</b>",
)
"""Texts that look like JSON, paths, numbers or URNs."""


def hostile_texts(*, min_size: int = 0, max_size: int = 40) -> SearchStrategy[str]:
    """Any text that UTF-8 can carry, and the known troublemakers."""
    anything = st.text(
        alphabet=st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size
    )
    known = [text for text in HOSTILE if min_size <= len(text) <= max_size]
    return st.sampled_from(known) | anything


def urn_parts() -> SearchStrategy[str]:
    """Texts that can be a part of a URN, `/ ~ , ( ) %` and unicode included."""
    return hostile_texts(min_size=1, max_size=20).filter(_fits_a_urn)


def _fits_a_urn(text: str) -> bool:
    if text != text.strip() or encoded_length(encode_part(text)) > 300:
        return False
    categories = [unicodedata.category(char) for char in text]
    if {"Cc", "Zl", "Zp"} & set(categories):
        return False
    return "Cf" not in (categories[0], categories[-1])
