"""The guard of a domain finds it, whatever it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql import ExperimentUrn, MLExperiment, MLSystem

if TYPE_CHECKING:
    from mldh_graphql import LocalDataHub

EXPERIMENT = ExperimentUrn.build("e")


@pytest.mark.parametrize("name", ["x", "a/b", "a~b", "~1", "a b", "模型"])
async def test_a_domain_of_any_name_is_replaced_in_one_write(
    datahub: LocalDataHub, name: str
) -> None:
    """What stands in a JSON pointer is escaped, so the guard is not refused."""
    client = datahub.client
    await client.apply(MLSystem.of(MLExperiment(urn=EXPERIMENT, domain=name)))
    plan = await client.plan(MLSystem.of(MLExperiment(urn=EXPERIMENT, domain="other")))
    start = len(datahub.requests)

    (await client.apply(plan)).raise_for_failures()

    assert [each.operation for each in datahub.requests[start:]] == ["patchEntities"]
    assert (await client.get_experiment(EXPERIMENT)).domain == "urn:li:domain:other"
