"""What an unmet expectation says: expected and actual, what DataHub has, and the lineage."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from mldh_graphql.errors import ConfigurationError, DataHubMLError
from mldh_graphql.urns import Urn
from mldh_graphql.verification import DeviationKind
from mldh_graphql.verification.links import LINK_FIELDS
from mldh_graphql.verification.wording import printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mldh_graphql.client import DataHubMLClient
    from mldh_graphql.entities import Entity
    from mldh_graphql.verification import Deviation

__all__ = ["Unmet", "explanation", "meant", "missing", "noun_of", "similar", "unmet_by"]

_DEPTH: Final = 3
"""Hops of the lineage that a failure shows in each direction."""

_MOST_LINES: Final = 40
"""Lines of the lineage that are shown."""

_MOST_NAMES: Final = 10
"""Names that are listed of one field."""

_UNINTERESTING: Final = frozenset({"urn", "version_set", "is_latest"})
"""Fields that say nothing to who reads a failure."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that was expected and is not so.

    Attributes:
        place: What it is about, such as ``training_metrics['accuracy']``.
        expected: What should be there; empty if that is there and something else is wrong.
        actual: What is there.
        reason: What else there is to say.
        wanted: The entity that a link should lead to or come from.
        by_index: Whether it was read through the index, which may be late.
    """

    place: str
    expected: str
    actual: str
    reason: str = ""
    wanted: Urn | None = None
    by_index: bool = False


def unmet_by(deviation: Deviation, stored: Entity | None) -> Unmet:
    """Put a deviation of a verification into the words of a failure."""
    field, bracket, _ = deviation.field.partition("[")
    wanted = _urn(deviation.expected)
    actual = deviation.actual
    if actual is None and field in LINK_FIELDS and wanted is not None:
        actual = _named(getattr(stored, field, None))
    reason = deviation.reason
    if deviation.kind not in {DeviationKind.MISSING, DeviationKind.DIFFERS}:
        reason = ": ".join(filter(None, (deviation.kind.value, reason)))
    return Unmet(
        place=field if wanted is not None and bracket else printable(deviation.field),
        expected=_named(wanted) if wanted is not None else deviation.expected or "",
        actual=_named(_urn(actual)) if _urn(actual) else actual or "nothing",
        reason=reason,
        wanted=wanted,
        by_index=deviation.kind is DeviationKind.NOT_VISIBLE,
    )


async def explanation(
    client: DataHubMLClient, urn: Urn, unmet: Sequence[Unmet], known: Iterable[str], note: str
) -> str:
    """Return the text of a failure.

    Args:
        client: Asks DataHub.
        urn: The entity that something was expected of.
        unmet: What is not as expected.
        known: Entities that may have been meant where one does not exist.
        note: What to say where the index does not show something; may be empty.
    """
    candidates = [Urn.returned(each) for each in known]
    lines = [f"{noun_of(urn)} {urn.display_name!r} is not as expected", f"  {printable(urn)}"]
    for each in unmet:
        if each.expected:
            lines += [f"  - {each.place}: {each.expected}", f"  + {each.place}: {each.actual}"]
        elif each.place:
            lines.append(f"  ! {each.place}")
        if each.reason:
            lines.append(f"    {printable(each.reason)}")
        if each.wanted is not None and each.wanted not in candidates:
            lines.append(f"    DataHub has {missing(each.wanted, candidates)}")
    if note and any(each.by_index for each in unmet):
        lines.append(f"  {note}")
    lines += await _what_is_there(client, urn)
    return "\n".join(lines)


def missing(urn: Urn, candidates: Iterable[Urn]) -> str:
    """Say that an entity does not exist, and which one may have been meant."""
    return f"no {noun_of(urn)} {urn.display_name!r}{meant(urn, candidates)}"


def meant(urn: Urn, candidates: Iterable[Urn]) -> str:
    """Return the question whether another entity was meant; empty if none is similar."""
    same_kind = [each for each in candidates if each.entity_type == urn.entity_type]
    namesakes = [each for each in same_kind if each.name == urn.name and each != urn]
    if namesakes:
        return f"; did you mean {printable(namesakes[0])}?"
    others = [each.display_name for each in same_kind if each != urn]
    question = similar(urn.display_name, others)
    return f"; {question}" if question else ""


def similar(name: str, others: Sequence[str]) -> str:
    """Return the question whether another name was meant; empty if none is similar."""
    # Who leaves out half of a name means it as well as who mistypes it.
    halves = [each for each in others if name in each or each in name]
    close = difflib.get_close_matches(name, others, n=1) or halves
    return f"did you mean {close[0]!r}?" if close else ""


def noun_of(urn: Urn) -> str:
    """Return what people call such an entity."""
    return urn.noun.partition(" (")[0].removeprefix("ML ")


async def _what_is_there(client: DataHubMLClient, urn: Urn) -> list[str]:
    lines: list[str] = []
    try:
        stored = (await client.get_many([urn], missing_ok=True)).get(urn)
        if stored is None:
            return []
        lines = ["DataHub has:", *(f"  {line}" for line in _facts(stored))]
        graph = await client.lineage(urn, depth=_DEPTH, include_missing=True)
    except DataHubMLError as error:
        # The expectation has failed already; that is what gets reported.
        return [*lines, f"The rest could not be read: {error}"]
    if not graph.edges:
        return [*lines, "It has no lineage."]
    try:
        picture = graph.text().splitlines()
    except ConfigurationError as error:
        picture = [str(error)]
    if len(picture) > _MOST_LINES:
        picture[_MOST_LINES:] = [f"… and {len(picture) - _MOST_LINES:,} more lines"]
    return [*lines, "Its lineage:", *(f"  {line}" for line in picture)]


def _facts(entity: Entity) -> list[str]:
    facts = []
    for each in fields(entity):
        value = getattr(entity, each.name)
        if each.name not in _UNINTERESTING and value not in (None, (), {}, False):
            facts.append(f"{each.name}: {_value(value)}")
    return facts or ["nothing but its URN"]


def _value(value: object) -> str:
    if isinstance(value, tuple) and value and all(hasattr(each, "name") for each in value):
        pairs = [(getattr(each, "name", ""), getattr(each, "value", None)) for each in value]
        if any(text is not None for _, text in pairs):
            return ", ".join(f"{printable(name)}={text}" for name, text in pairs)
    return _named(value)


def _named(value: object) -> str:
    """Return URNs as names, and everything else in the words of a report."""
    match value:
        case Urn():
            return repr(value.display_name)
        case tuple() if value and all(isinstance(each, Urn) for each in value):
            more = len(value) - _MOST_NAMES
            names = ", ".join(_named(each) for each in value[:_MOST_NAMES])
            return f"{names} and {more:,} more" if more > 0 else names
        case None | ():
            return "nothing"
        case _:
            return shown(value) or "nothing"


def _urn(text: str | None) -> Urn | None:
    return Urn.returned(text) if text is not None and text.startswith("urn:li:") else None
