"""Sort ids: versions in the order in which people count."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.entities import default_version_set, sort_id
from mldh_graphql.urns import FABRIC_TYPES, MLModelUrn
from tests.strategies import names, urn_parts


def _as_java(version: str) -> bytes:
    """Order texts as Java's String.compareTo does: by UTF-16 code units."""
    return sort_id(version).encode("utf-16-be", "surrogatepass")


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["1", "2", "9", "10", "11", "100", "1000000000000"], id="numbers"),
        pytest.param(["1.0", "1.1", "1.9", "1.10", "2.0", "10.0"], id="dotted numbers"),
        pytest.param(["v1", "v2", "v10"], id="with v"),
        pytest.param(["1.9", "v2.0", "2.1", "V3"], id="with and without v"),
        pytest.param(
            ["1.0.dev1", "1.0-alpha", "1.0a1", "1.0b2", "1.0-beta.11", "1.0-rc1", "1.0", "1.0.1"],
            id="pre-releases",
        ),
        pytest.param(["1.0-rc2", "1.0-rc10", "1.0"], id="numbered pre-releases"),
        pytest.param(["1.0", "1.0-final", "1.0.1"], id="words come before further numbers"),
        pytest.param(["1.0", "1.0a", "1.0b", "1.0.0"], id="letters alone are no pre-releases"),
        pytest.param(["2024-01-31", "2024-02-01", "2024-10-01"], id="dates"),
        pytest.param(["arima", "Arima-2", "ARIMA-10", "prophet"], id="words in any case"),
        pytest.param(["model-beta", "model"], id="a word's pre-release"),
    ],
)
def test_versions_sort_as_people_count(ordered: list[str]) -> None:
    """The order of the sort ids, as Java compares them, is the order given."""
    assert all(_as_java(one) < _as_java(other) for one, other in pairwise(ordered))


NUMBERS = st.lists(st.integers(0, 10**12), min_size=1, max_size=5)


@given(NUMBERS, NUMBERS, st.sampled_from(["", "v"]), st.sampled_from([".", "-", "_"]))
def test_numbers_sort_as_numbers(
    left: list[int], right: list[int], prefix: str, separator: str
) -> None:
    """Dotted numbers sort as lists of numbers, however many digits they have."""
    one = prefix + separator.join(map(str, left))
    other = ".".join(map(str, right))
    if left != right:
        assert (_as_java(one) < _as_java(other)) == (left < right)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=3), st.integers(0, 99))
def test_a_release_comes_between_its_candidates_and_its_patches(
    release: list[int], number: int
) -> None:
    """For every release: rc < release < further number."""
    version = ".".join(map(str, release))
    candidate, patch = f"{version}-rc{number}", f"{version}.{number}"
    assert _as_java(candidate) < _as_java(version) < _as_java(patch)


@given(names(), names())
def test_no_two_versions_share_a_sort_id(one: str, other: str) -> None:
    """DataHub demands that within a set; the order is total."""
    assert (sort_id(one) == sort_id(other)) == (one == other)


def test_what_differs_only_in_punctuation_still_differs() -> None:
    """Such versions count as the same, so the text itself decides."""
    same = ["1.0", "v1.0", "1-0", "01.0", "1.00"]
    assert len({sort_id(version) for version in same}) == len(same)
    assert {re.sub("#.*", "", sort_id(version)) for version in same} == {".00000001.00000000"}


@given(urn_parts(), urn_parts(), st.sampled_from(sorted(FABRIC_TYPES)))
def test_every_model_has_a_version_set_of_its_own(one: str, other: str, env: str) -> None:
    """Name, platform and env all count, and the set's URN is valid and short."""
    models = {
        MLModelUrn.build(name, platform, fabric)
        for name in (one, other)
        for platform in ("mlflow", "vertexai")
        for fabric in (env, "PROD")
    }
    sets = {default_version_set(model) for model in models}
    assert len(sets) == len(models)
    assert all(each.versioned == "mlModel" for each in sets)
