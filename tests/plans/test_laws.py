"""Laws that hold for any system: plan, apply, export, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql import LocalDataHub
from mldh_graphql.plans import Action
from mldh_graphql.system import MLSystem
from mldh_graphql.verification.links import links_of
from tests.plans.systems import systems
from tests.verification.systems import damages, put

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

LAW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@given(systems())
@LAW
async def test_what_was_applied_is_as_described(system: MLSystem) -> None:
    """Everything is created once, verifies, and the second time nothing is sent but a question."""
    async with LocalDataHub() as datahub:
        client = datahub.client
        plan = await client.plan(system)
        assert {step.action for step in plan.steps} == {Action.CREATE}
        (await client.apply(plan)).raise_for_failures()

        again = await client.plan(system)
        assert not again, again
        before = len(datahub.requests)
        report = await client.apply(system)
        assert report.requests == 0
        assert {request.operation for request in datahub.requests[before:]} == {"getEntities"}
        assert set(report.unchanged) == set(system.urns())

        links = {link.target for each in system.entities.values() for link in links_of(each)}
        for urn in links - set(system.urns()):
            await put(datahub, urn, "status", {"removed": False})
        (await client.verify(system, deadline=0)).raise_for_failures()


@given(systems())
@LAW
async def test_an_export_is_what_was_described_and_plans_no_change(system: MLSystem) -> None:
    """Read, written to YAML and read again, it has equal entities; applying it does nothing."""
    async with LocalDataHub() as datahub:
        client = datahub.client
        (await client.apply(system)).raise_for_failures()
        exported = await MLSystem.read(client, *system.urns(), depth=0)
        plan = await client.plan(MLSystem.parse(exported.dump()), prune=True)

        assert set(exported.entities.values()) == set(system.entities.values())
        assert not plan, plan


@given(systems(), st.data())
@LAW
async def test_damage_is_planned_and_repaired(system: MLSystem, data: DataObject) -> None:
    """What is spoiled on the server is the only thing that changes, and applying brings it back."""
    possible = [
        damage
        for entity in system.entities.values()
        for damage in damages(entity)
        # The version's aspect cannot be replaced from outside, as `isLatest` is DataHub's own.
        if damage.field != "aliases"
    ]
    if not possible:
        return
    damage = data.draw(st.sampled_from(possible), label="damage")
    async with LocalDataHub() as datahub:
        client = datahub.client
        (await client.apply(system)).raise_for_failures()
        await damage.do(datahub)

        plan = await client.plan(system)
        touched = [step for step in plan.steps if step.differences]
        assert [step.urn for step in touched] == [damage.urn]
        assert {each.field for each in touched[0].differences} == {damage.field}
        before = len(datahub.requests)
        (await client.apply(plan)).raise_for_failures()
        sent = [request.operation for request in datahub.requests[before:]]
        assert sent == ["patchEntities"], [change for step in plan.steps for change in step.changes]
        assert not await client.plan(system)
