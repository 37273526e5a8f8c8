"""What can be expected of every entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, Self, TypeVar

from mldh_graphql.entities import GovernedEntity
from mldh_graphql.errors import InvalidValueError
from mldh_graphql.testing.expectations.failure import Unmet, similar
from mldh_graphql.urns import Urn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import Entity, UrnsLike
    from mldh_graphql.testing.expectations.checker import Checker, Judge

__all__ = ["EntityExpectation", "GovernedExpectation", "lacking", "said", "unmatched"]

UrnT = TypeVar("UrnT", bound=Urn)
T = TypeVar("T")


class Described(Protocol):
    """Makes the description of an entity that says one thing."""

    def __call__(
        self,
        *,
        urn: str,
        name: str | None = None,
        description: str | None = None,
        custom_properties: Mapping[str, str] | None = None,
        external_url: str | None = None,
    ) -> AnyEntity:
        """Describe the entity."""
        ...


class GovernedDescribed(Protocol):
    """Makes the description of an entity that says its tags, terms or domain."""

    def __call__(
        self,
        *,
        urn: str,
        tags: UrnsLike | None = None,
        terms: UrnsLike | None = None,
        domain: str | None = None,
    ) -> AnyEntity:
        """Describe the entity."""
        ...


class EntityExpectation(Generic[UrnT]):
    """What is expected of an entity that exists; every call checks at once, and returns itself.

    The first thing that is not as expected raises ``AssertionError`` with the expected and the
    actual value, all that DataHub has of the entity, and its lineage.

    Attributes:
        urn: The entity.
    """

    def __init__(self, checker: Checker, urn: UrnT) -> None:
        __tracebackhide__ = True
        self._checker = checker
        self.urn = urn
        checker.described(self._describe(urn=urn))

    _describe: ClassVar[Described]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.urn)!r})"

    def name(self, name: str) -> Self:
        """Expect the name that people see."""
        __tracebackhide__ = True
        return self._is(self._describe(urn=self.urn, name=name))

    def description(self, description: str) -> Self:
        """Expect the description."""
        __tracebackhide__ = True
        return self._is(self._describe(urn=self.urn, description=description))

    def property(self, key: str, value: str) -> Self:
        """Expect a custom property."""
        __tracebackhide__ = True
        return self._is(self._describe(urn=self.urn, custom_properties={key: value}))

    def external_url(self, external_url: str) -> Self:
        """Expect where it lives outside DataHub."""
        __tracebackhide__ = True
        return self._is(self._describe(urn=self.urn, external_url=external_url))

    def _is(self, described: AnyEntity) -> Self:
        __tracebackhide__ = True
        self._checker.described(described)
        return self

    def _judged(self, judge: Judge) -> Self:
        __tracebackhide__ = True
        self._checker.judged(self.urn, judge)
        return self


class GovernedExpectation(EntityExpectation[UrnT]):
    """What is expected of an entity to which people attach tags, terms, owners and a domain."""

    _describe_governance: ClassVar[GovernedDescribed]

    def tag(self, *tags: str) -> Self:
        """Expect DataHub tags, by name or URN."""
        __tracebackhide__ = True
        return self._is(self._describe_governance(urn=self.urn, tags=said("tags", *tags)))

    def term(self, *terms: str) -> Self:
        """Expect glossary terms, by id or URN."""
        __tracebackhide__ = True
        return self._is(self._describe_governance(urn=self.urn, terms=said("terms", *terms)))

    def owner(self, *owners: str) -> Self:
        """Expect owners, by user or group name or URN, of whatever type."""
        __tracebackhide__ = True
        wanted = said("owners", *owners)

        async def judge(_client: object, stored: Entity) -> list[Unmet]:
            owned = stored.owners if isinstance(stored, GovernedEntity) else None
            there = [each.urn for each in owned or ()]
            return unmatched("owners", wanted, there, by_index=False)

        return self._judged(judge)

    def domain(self, domain: str) -> Self:
        """Expect the domain that it is in, by id or URN."""
        __tracebackhide__ = True
        return self._is(self._describe_governance(urn=self.urn, domain=domain))


def said(argument: str, *values: T | None) -> list[T]:
    """Return what was said; saying nothing would be an expectation that nothing can fail.

    Raises:
        InvalidValueError: Nothing was said.
    """
    given = [each for each in values if each]
    if not given:
        raise InvalidValueError(argument=argument, reason="nothing is expected; say at least one")
    return given


def named(urn: Urn, wanted: str) -> bool:
    """Return whether an entity has this URN or name."""
    return wanted in {str(urn), urn.name, urn.display_name}


def lacking(place: str, wanted: Iterable[str], there: Iterable[str]) -> list[Unmet]:
    """Return which texts are not there."""
    found = list(there)
    actual = ", ".join(map(repr, found)) or "nothing"
    return [
        Unmet(place, repr(each), actual, similar(each, found))
        for each in wanted
        if each not in found
    ]


def unmatched(
    place: str, wanted: Iterable[str], there: Iterable[Urn], *, by_index: bool = True
) -> list[Unmet]:
    """Return which names or URNs none of the entities has."""
    found = list(dict.fromkeys(there))
    names = [each.display_name for each in found]
    return [
        Unmet(
            place,
            expected=repr(each),
            actual=", ".join(map(repr, names)) or "nothing",
            reason=similar(each, names),
            by_index=by_index,
        )
        for each in wanted
        if not any(named(urn, each) for urn in found)
    ]
