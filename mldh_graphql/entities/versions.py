"""How versions are put in order, and which set a version belongs to when nobody says.

DataHub takes the version with the greatest sort id as the latest of its set, and compares sort
ids as text, where ``10`` comes before ``9``. `sort_id` makes texts that compare as people count.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from mldh_graphql.urns import VersionSetUrn

if TYPE_CHECKING:
    from mldh_graphql.urns import MLModelUrn

__all__ = ["default_version_set", "sort_id"]

_TOKENS: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_LEADING_V: Final = re.compile(r"[vV][._ -]?(?=[0-9])")

# The marks stand before a token, or at the end, and order what follows the same beginning:
# 1.0-rc1 < 1.0 < 1.0-final < 1.0.1. All of them come before letters and digits.
_PRE_RELEASE: Final = "!"
_END: Final = "#"
_WORD: Final = "-"
_NUMBER: Final = "."

_STAGES: Final = {
    **dict.fromkeys(("dev", "nightly", "snapshot"), "0"),
    **dict.fromkeys(("a", "alpha"), "1"),
    **dict.fromkeys(("b", "beta"), "2"),
    **dict.fromkeys(("c", "candidate", "pre", "preview", "rc"), "3"),
}
_DIGITS: Final = 8


def sort_id(version: str) -> str:
    """Return a text that sorts as the version does among others.

    * Numbers count as numbers: ``1.9`` < ``1.10``, ``9`` < ``10``, ``v2`` between ``1.9`` and
      ``2.1``. What separates them does not matter.
    * What stands before a release comes before it: ``1.0.dev1`` < ``1.0-alpha`` < ``1.0b2`` <
      ``1.0-beta.11`` < ``1.0-rc1`` < ``1.0`` < ``1.0.1``. A single ``a``, ``b`` or ``c`` means
      that only before a number.
    * Other words come after the same text without them and before a further number:
      ``1.0`` < ``1.0-final`` < ``1.0.1``; among each other they sort as letters, in any case.
    * No two versions have the same sort id: the version itself is its end.
    """
    text = version[match.end() :] if (match := _LEADING_V.match(version)) else version
    tokens = _TOKENS.findall(text)
    key = ""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        key += _key_of_number(token) if token[0] in "0123456789" else _key_of_word(token, following)
    return f"{key}{_END}{version}"


def default_version_set(model_urn: MLModelUrn) -> VersionSetUrn:
    """Return the set of versions that a model is in when none is given.

    It follows from platform, name and env, and no two models share one.
    """
    digest = hashlib.sha256(model_urn.encode()).hexdigest()
    return VersionSetUrn.build(digest[:32], "mlModel")


def _key_of_number(digits: str) -> str:
    digits = digits.lstrip("0")
    if len(digits) <= _DIGITS:
        return f"{_NUMBER}{digits:0>{_DIGITS}}"
    # A colon comes after every digit, so longer numbers sort after all shorter ones.
    return f"{_NUMBER}:{len(digits):04}{digits}"


def _key_of_word(word: str, following: str) -> str:
    word = word.casefold()
    stage = _STAGES.get(word)
    if stage is None or (len(word) == 1 and not following[:1].isdigit()):
        return f"{_WORD}{word}"
    return f"{_PRE_RELEASE}{stage}"
