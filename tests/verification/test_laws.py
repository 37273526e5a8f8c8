"""Laws of verification, over random systems with hostile values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mldh_graphql.local import LocalDataHub
from mldh_graphql.verification import DeviationKind
from mldh_graphql.verification.links import links_of
from tests.verification.systems import FakeTime, create, damages, delete, systems

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

LAW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@given(systems())
@LAW
async def test_what_was_written_verifies(system: list[AnyEntity]) -> None:
    """Nothing fails, nothing is waited for, and nothing is there besides."""
    time = FakeTime()
    async with LocalDataHub() as datahub:
        await create(datahub, system)
        report = await datahub.client.verify(system, clock=time.clock)
        exact = await datahub.client.verify(system, exact=True, clock=time.clock)

    assert report.ok, str(report)
    assert exact.ok, str(exact)
    assert not time.naps
    assert len(report.entities) == len(system)


@given(systems(), st.data())
@LAW
async def test_one_damaged_field_or_link_is_found_and_nothing_else(
    system: list[AnyEntity], data: st.DataObject
) -> None:
    """What is damaged on the server is the one failure, found without waiting."""
    choices = [damage for entity in system for damage in damages(entity)]
    assume(choices)
    damage = data.draw(st.sampled_from(choices))
    time = FakeTime()
    async with LocalDataHub() as datahub:
        await create(datahub, system)
        await damage.do(datahub)
        report = await datahub.client.verify(system, clock=time.clock)

    [failure] = report.failures
    assert failure.urn == damage.urn
    assert failure.field.partition("[")[0] in {damage.field, ""}
    assert failure.kind in {DeviationKind.MISSING, DeviationKind.DIFFERS, DeviationKind.STUB}
    assert (failure.field == "") == (failure.kind is DeviationKind.STUB)
    assert not time.naps


@given(systems(), st.data())
@LAW
async def test_a_deleted_entity_is_the_one_that_is_missing(
    system: list[AnyEntity], data: st.DataObject
) -> None:
    """Links of others to it are no failures of their own."""
    entity = data.draw(st.sampled_from(system))
    async with LocalDataHub() as datahub:
        await create(datahub, system)
        await delete(datahub, entity.urn)
        report = await datahub.client.verify(system, clock=FakeTime().clock)

    [failure] = report.failures
    assert (failure.urn, failure.kind, failure.field) == (entity.urn, DeviationKind.MISSING, "")


@given(systems())
@LAW
async def test_what_the_index_does_not_show_yet_is_not_called_missing(
    system: list[AnyEntity],
) -> None:
    """With too short a deadline exactly what goes through the index is not visible."""
    time = FakeTime()
    async with LocalDataHub(index_lag=3600) as datahub:
        await create(datahub, system)
        report = await datahub.client.verify(system, deadline=7, clock=time.clock)

    assert {failure.kind for failure in report.failures} <= {DeviationKind.NOT_VISIBLE}
    links = {(link.source, link.place) for entity in system for link in links_of(entity)}
    states = {(entity.urn, "events") for entity in system if getattr(entity, "events", ())}
    assert {(each.urn, each.field) for each in report.failures} == links | states
    assert sum(time.naps) == pytest.approx(7 if links or states else 0)


@given(systems(), st.integers(min_value=1, max_value=6))
@LAW
async def test_it_waits_for_the_index(system: list[AnyEntity], naps: int) -> None:
    """As soon as the index shows everything, all is well and waiting ends."""
    time = FakeTime()
    async with LocalDataHub(index_lag=3600) as datahub:
        await create(datahub, system)
        time.after_nap = lambda count: datahub.flush_index() if count == naps else None
        report = await datahub.client.verify(system, deadline=60, clock=time.clock)

    assert report.ok, str(report)
    has_indexed = any([*links_of(entity)] or getattr(entity, "events", ()) for entity in system)
    assert len(time.naps) == (naps if has_indexed else 0)
