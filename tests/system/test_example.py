"""The tutorial's system as a file: applied, verified, applied again, damaged, repaired."""

from __future__ import annotations

from pathlib import Path

from mldh_graphql import LocalDataHub, MLModel, MLSystem
from tests.system.test_schema import VALIDATOR, plain
from tests.verification.systems import damages

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ml-system.yaml"


def test_the_example_satisfies_the_schema() -> None:
    """Editors have nothing to complain about."""
    assert not list(VALIDATOR.iter_errors(plain(EXAMPLE.read_text(encoding="utf-8"))))


async def test_the_tutorials_system_applies_verifies_and_is_repaired() -> None:
    """Green after the first time, without a write the second time, whole again after damage."""
    system = MLSystem.load(EXAMPLE)
    async with LocalDataHub() as datahub:
        client = datahub.client
        (await client.apply(system)).raise_for_failures()
        (await client.verify(system)).raise_for_failures()

        before = len(datahub.requests)
        again = await client.apply(system)
        assert again.requests == 0
        assert [request.operation for request in datahub.requests[before:]] == ["getEntities"]

        model = system["arima_model"]
        assert isinstance(model, MLModel)
        damage = next(each for each in damages(model) if each.field == "groups")
        await damage.do(datahub)
        plan = await client.plan(system)
        assert "+ groups: urn:li:mlModelGroup:" in str(plan)
        assert [step.key for step in plan.steps if step.differences] == ["arima_model"]
        assert not (await client.verify(system, deadline=0)).ok

        (await client.apply(plan)).raise_for_failures()
        (await client.verify(system)).raise_for_failures()
        assert not await client.plan(system)


async def test_the_tutorials_system_is_exported_as_it_was_described() -> None:
    """All of it is reached from its group and its simple entities."""
    system = MLSystem.load(EXAMPLE)
    async with LocalDataHub() as datahub:
        (await datahub.client.apply(system)).raise_for_failures()
        roots = [
            urn for key, urn in zip(system.entities, system.urns(), strict=True) if "simple" in key
        ]
        group = system["airline_forecast_models_group"].urn

        exported = await MLSystem.read(datahub.client, group, *roots)

        assert set(exported.entities.values()) == set(system.entities.values())
