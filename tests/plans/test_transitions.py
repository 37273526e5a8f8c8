"""From any description of an entity to any other one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql import LocalDataHub
from mldh_graphql.plans.differences import STATE_FIELDS
from mldh_graphql.system import MLSystem
from tests.plans.systems import changed
from tests.strategies import entities
from tests.verification.systems import without

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from mldh_graphql.changes import AnyEntity

# Only these cannot be any other: a version stays, and so do events.
_FIXED = frozenset({"version", "version_set", "structured_properties", "events", *STATE_FIELDS})


@st.composite
def transitions(draw: DrawFn) -> tuple[AnyEntity, AnyEntity]:
    """The same entity, described in two ways."""
    before = without(draw(entities()), "structured_properties")
    after = draw(entities().filter(lambda each: type(each) is type(before)))
    names = set(after.__dataclass_fields__) - _FIXED - {"urn", "removed", "is_latest"}
    if getattr(before, "version", None) is None:
        names -= {"aliases", "version_comment"}
    return before, changed(before, **{name: getattr(after, name) for name in names})


@given(transitions(), st.booleans())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
async def test_any_description_leads_to_any_other(
    both: tuple[AnyEntity, AnyEntity], prune: bool
) -> None:
    """In one write, of which nothing is refused; then there is nothing left to do."""
    before, after = both
    async with LocalDataHub() as datahub:
        client = datahub.client
        (await client.apply(MLSystem.of(before))).raise_for_failures()
        system = MLSystem.of(after)

        plan = await client.plan(system, prune=prune)
        start = len(datahub.requests)
        (await client.apply(plan)).raise_for_failures()

        sent = [request.operation for request in datahub.requests[start:]]
        assert sent == (["patchEntities"] if plan else []), plan
        assert not await client.plan(system, prune=prune)
