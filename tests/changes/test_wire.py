"""Patches on their way to DataHub: guards, pointers, GraphQL input."""

from typing import Any

import pytest
from hypothesis import given

from mldh_graphql.changes import AspectPatch, create_changes, json_pointer
from mldh_graphql.changes.change import add, only_if_absent
from mldh_graphql.changes.wire import patch_inputs, run_event_values
from mldh_graphql.entities import MLTrainingRun
from mldh_graphql.server.patch import PatchFailed
from mldh_graphql.urns import MLModelUrn, TrainingRunUrn
from tests.changes.aspects import Aspects
from tests.strategies import hostile_texts

MODEL = MLModelUrn.build("m")
RUN = TrainingRunUrn.build("r")


@pytest.mark.parametrize(
    ("stored", "accepted"),
    [
        pytest.param(None, True, id="no aspect"),
        pytest.param({"description": "d"}, True, id="no field"),
        pytest.param({"name": "n"}, False, id="text"),
        pytest.param({"name": ""}, False, id="empty text"),
        pytest.param({"version": {"versionTag": "1"}}, False, id="object"),
    ],
)
def test_absence_can_be_demanded(stored: dict[str, Any] | None, *, accepted: bool) -> None:
    """The trick holds for texts and objects alike."""
    name = "version" if stored and "version" in stored else "name"
    value: Any = {"versionTag": "2"} if name == "version" else "new"
    patch = AspectPatch(
        urn=MODEL,
        aspect="mlModelProperties",
        operations=(*only_if_absent(name), add(name, value=value)),
    )
    aspects = Aspects()
    if stored is not None:
        aspects.documents[MODEL, "mlModelProperties"] = stored
    if accepted:
        aspects.write([patch])
        assert aspects.of(MODEL)["mlModelProperties"] == {**(stored or {}), name: value}
    else:
        with pytest.raises(PatchFailed):
            aspects.write([patch])


@given(hostile_texts(), hostile_texts())
def test_a_pointer_says_the_names_on_the_way(one: str, other: str) -> None:
    """RFC 6901: split at slashes, then ~1 before ~0, gives the names back."""
    pointer = json_pointer(one, other)
    empty, *tokens = pointer.split("/")
    assert empty == ""
    assert [token.replace("~1", "/").replace("~0", "~") for token in tokens] == [one, other]


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        pytest.param((), "", id="whole document"),
        pytest.param(("",), "/", id="empty name"),
        pytest.param(("a/b",), "/a~1b", id="slash"),
        pytest.param(("m~n",), "/m~0n", id="tilde"),
        pytest.param(("~1",), "/~01", id="looks escaped"),
        pytest.param(("c%d", " ", 'k"l'), '/c%d/ /k"l', id="nothing else is escaped"),
    ],
)
def test_the_pointers_of_the_rfc(parts: tuple[str, ...], pointer: str) -> None:
    """The examples of RFC 6901, section 5."""
    assert json_pointer(*parts) == pointer


def test_patches_become_graphql_input() -> None:
    """Names, order, keys and the generic path are as DataHub's schema has them."""
    run = MLTrainingRun(urn=RUN, training_metrics={"a": 1}, start_timestamp=1)
    changes = create_changes(run)
    first, training, *_ = [
        each.model_dump(mode="json", by_alias=True, exclude_none=True)
        for each in patch_inputs(changes)
    ]
    assert first["aspectName"] == "dataProcessInstanceProperties"
    assert [each["op"] for each in first["patch"]] == ["REMOVE", "TEST", "ADD", "ADD"]
    assert "arrayPrimaryKeys" not in first
    assert training == {
        "urn": RUN,
        "aspectName": "mlTrainingRunProperties",
        "patch": [
            {"op": "ADD", "path": "/trainingMetrics/a", "value": '{"name": "a", "value": "1"}'}
        ],
        "arrayPrimaryKeys": [{"arrayField": "trainingMetrics", "keys": ["name"]}],
        "forceGenericPatch": True,
    }
    again = [each.aspect_name for each in patch_inputs(changes, attempt=2)]
    assert "dataProcessInstanceProperties" not in again
    assert run_event_values(changes) == [
        (
            RUN,
            {"timestampMillis": 1, "messageId": f"{RUN}/STARTED/1", "status": "STARTED"},
        )
    ]
