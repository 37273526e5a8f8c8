"""Batches: all or nothing, in order, one version each, and what goes missing in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql.server.actor import Actor
from mldh_graphql.server.exceptions import (
    EntityValidationException,
    IllegalArgumentException,
    JavaException,
    RuntimeJavaException,
    UnsupportedOperationException,
)
from mldh_graphql.server.ingest import Ingest
from mldh_graphql.server.proposal import Proposal
from tests.server.desk import (
    EXPERIMENT,
    GROUP,
    ME,
    MLFLOW,
    MODEL,
    MODEL_2,
    RUN,
    RUN_EVENT,
    Desk,
    adding,
    raw,
)

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

EVENT: JsonObject = {"timestampMillis": 5, "status": "COMPLETE"}


@pytest.fixture
def desk() -> Desk:
    """An empty server without doors."""
    return Desk()


def test_a_batch_is_written_in_order(desk: Desk) -> None:
    """Later patches of an aspect work on the result of earlier ones; one version comes of it."""
    results = desk.patch_all(
        adding(MODEL, "mlModelProperties", {"/name": "one", "/description": "d"}),
        adding(RUN, "subTypes", {"/typeNames": ["ML Training Run"]}),
        adding(MODEL, "mlModelProperties", {"/name": "two"}),
        raw(MODEL, "mlModelProperties", ("test", "/name", '"two"')),
    )
    assert [result.success for result in results] == [True] * 4
    assert desk.value(MODEL, "mlModelProperties") == {"name": "two", "description": "d"}
    assert desk.version(MODEL, "mlModelProperties") == 1
    assert desk.value(RUN, "subTypes") == {"typeNames": ["ML Training Run"]}


def test_one_failing_patch_undoes_the_batch_and_every_item_says_why(desk: Desk) -> None:
    """Nothing is written, not even key aspects."""
    results = desk.patch_all(
        adding(MODEL, "mlModelProperties", {"/name": "one"}),
        raw(MODEL_2, "mlModelProperties", ("replace", "/name", '"x"')),
    )
    assert [result.success for result in results] == [False, False]
    assert [result.urn for result in results] == [MODEL, MODEL_2]
    (error,) = {result.error for result in results}
    assert error is not None
    assert error.startswith("Failed to apply batch patch: ")
    assert desk.store.urns() == []


@settings(max_examples=30, deadline=None)
@given(names=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=8), bad=st.integers(0, 8))
def test_a_batch_is_all_or_nothing_wherever_it_fails(names: list[str], bad: int) -> None:
    """A failing item at any place leaves the store as it was."""
    desk = Desk()
    desk.patch(MODEL, "mlModelProperties", {"/name": "before"})
    before = desk.store.snapshot()
    patches = [
        adding(MODEL, "mlModelProperties", {f"/customProperties/{name}": name}) for name in names
    ]
    patches.insert(
        min(bad, len(patches)), raw(GROUP, "mlModelGroupProperties", ("move", "/a", "1"))
    )
    assert not any(result.success for result in desk.patch_all(*patches))
    assert desk.store.snapshot() == before


def test_a_patch_that_changes_nothing_makes_no_version(desk: Desk) -> None:
    """Only the time of observation moves on."""
    desk.patch(MODEL, "mlModelProperties", {"/name": "same"})
    desk.clock.now += 5
    assert desk.patch(MODEL, "mlModelProperties", {"/name": "same"}).success
    stored = desk.store.aspect(MODEL, "mlModelProperties")
    assert stored is not None
    assert (stored.version, stored.created_ms) == (1, 1_000_000)
    assert stored.system_metadata["lastObserved"] == 1_005_000
    assert len(desk.store.history(MODEL, "mlModelProperties")) == 1


def test_every_change_makes_a_version_and_remembers_the_last_run(desk: Desk) -> None:
    """Version numbers count from one; system metadata says so too."""
    for number in (1, 2, 3):
        metadata: JsonObject = {"runId": f"run-{number}", "lastObserved": number}
        desk.write(MODEL, "mlModelProperties", {"name": str(number)}, system_metadata=metadata)
    stored = desk.store.aspect(MODEL, "mlModelProperties")
    assert stored is not None
    assert stored.version == 3
    assert stored.actor == ME
    assert stored.system_metadata == {
        "runId": "run-3",
        "lastRunId": "run-2",
        "lastObserved": 3,
        "version": "3",
    }


@pytest.mark.parametrize(
    ("urn", "message"),
    [
        pytest.param(
            "",
            "URN must be provided for patch operations. Please provide a valid URN for the"
            " entity you want to patch.",
            id="empty",
        ),
        pytest.param(
            "nonsense", "Failed to retrieve entity with urn nonsense, invalid urn", id="malformed"
        ),
        pytest.param(
            "urn:li:nothing:a",
            "Failed to find entity with name nothing in EntityRegistry",
            id="unknown-type",
        ),
        pytest.param(
            RUN,
            "Aspect mlModelProperties not found for entity type dataProcessInstance",
            id="not-on-this-entity",
        ),
    ],
)
def test_proposals_that_cannot_be_made_are_named_by_their_place(
    desk: Desk, urn: str, message: str
) -> None:
    """In a batch every item carries the message and nothing is written."""
    bad = adding(urn, "mlModelProperties", {"/name": "x"}, entity_type="mlModel")
    single = desk.patch_all(bad)[0]
    assert single.error == f"Failed to create MCP for input 0: {message}"
    good = adding(MODEL, "mlModelProperties", {"/name": "x"})
    results = desk.patch_all(good, bad)
    assert [result.error for result in results] == [
        f"Failed to create MCP for input 1: {message}"
    ] * 2
    assert [result.urn for result in results] == [MODEL, urn]
    assert desk.store.urns() == []


@pytest.mark.parametrize(
    "urn",
    [
        pytest.param(f"urn:li:mlModel:({MLFLOW},m,prod)", id="fabric-in-lower-case"),
        pytest.param(f"urn:li:mlModel:({MLFLOW},m)", id="a-part-missing"),
        pytest.param("urn:li:container:a\u241fb", id="unit-separator"),
        pytest.param("urn:li:container:a ", id="trailing-space"),
        pytest.param(f"urn:li:container:{'a' * 600}", id="too-long"),
    ],
)
def test_an_invalid_urn_goes_missing_in_silence_from_a_batch(desk: Desk, urn: str) -> None:
    """The batch reports success for all and writes the others; alone it is a failure."""
    bad = adding(urn, "status", {"/removed": False})
    good = adding(MODEL, "mlModelProperties", {"/name": "x"})
    results = desk.patch_all(bad, good)
    assert [(result.success, result.error) for result in results] == [(True, None)] * 2
    assert desk.store.urns() == [MODEL]
    alone = desk.patch(urn, "status", {"/removed": False})
    assert alone.error == "Failed to apply patch: ingestProposal returned null"
    assert (alone.urn, alone.success) == (urn, False)


def test_an_empty_batch_has_no_results(desk: Desk) -> None:
    """And no failure either."""
    assert desk.patch_all() == []


@pytest.mark.parametrize("batch", [False, True], ids=["single", "batch"])
def test_run_events_cannot_be_patched(desk: Desk, batch: bool) -> None:
    """The message names the change type and the aspect."""
    patch = adding(RUN, RUN_EVENT, {"": EVENT})
    error = (desk.patch_all(patch)[0] if batch else desk.patch(RUN, RUN_EVENT, {"": EVENT})).error
    kind = "batch patch" if batch else "patch"
    assert error == (
        f"Failed to apply {kind}: ChangeType not supported: PATCH for aspect {RUN_EVENT}"
    )


def test_run_events_cannot_be_created_only_upserted(desk: Desk) -> None:
    """CREATE is refused with DataHub's text."""
    with pytest.raises(
        UnsupportedOperationException, match=r"ChangeType not supported: \[CREATE\]"
    ):
        desk.write(RUN, RUN_EVENT, {**EVENT}, change="CREATE")


def test_writing_a_run_event_creates_the_run(desk: Desk) -> None:
    """The key aspect is there, the event is in the index, no aspect row is."""
    (result,) = desk.write(RUN, RUN_EVENT, {**EVENT})
    assert (result.urn, result.aspect, result.value) == (RUN, RUN_EVENT, EVENT)
    assert [*desk.store.aspects(RUN)] == ["dataProcessInstanceKey"]
    assert [event.value for event in desk.index.events(RUN, RUN_EVENT)] == [EVENT]


def test_the_name_of_a_result_is_the_raw_value_of_the_first_name(desk: Desk) -> None:
    """Not parsed, so it keeps its quotes; other paths do not count."""
    named = raw(
        MODEL,
        "mlModelProperties",
        ("add", "/customProperties/name", '"no"'),
        ("remove", "/name", None),
        ("add", "/name", '"one"'),
        ("add", "/name", '"two"'),
    )
    assert desk.patch_all(named)[0].name == '"one"'
    unnamed = raw(MODEL, "mlModelProperties", ("add", "/description", '"d"'))
    assert desk.patch_all(unnamed)[0].name is None


def test_without_a_urn_the_result_names_a_placeholder(desk: Desk) -> None:
    """What is missing decides the text."""
    nothing = adding(None, "status", {"/removed": True})
    typed = adding(None, "status", {"/removed": True}, entity_type="mlModel")
    malformed = adding("nonsense", "status", {"/removed": True})
    errors = {
        name: desk.patch_all(patch)[0]
        for name, patch in (("nothing", nothing), ("typed", typed), ("malformed", malformed))
    }
    assert errors["nothing"].urn == errors["typed"].urn == "urn:li:unknown:error"
    assert errors["nothing"].error == "type is marked non-null but is null"
    assert errors["typed"].error == "entity is marked non-null but is null"
    assert errors["malformed"].error == "type is marked non-null but is null"
    assert errors["malformed"].urn == "nonsense"


def test_whoever_may_not_edit_is_told_so_in_the_result() -> None:
    """The single mutation says it more briefly than the batch, which stops at the first."""
    desk = Desk(actor=Actor(ME, lambda urn: urn != MODEL))
    assert desk.patch(MODEL, "status", {"/removed": True}).error == (
        f"{ME} is unauthorized to update entities."
    )
    results = desk.patch_all(
        adding(RUN, "status", {"/removed": True}), adding(MODEL, "status", {"/removed": True})
    )
    assert [result.error for result in results] == [
        f"{ME} is unauthorized to update entity {MODEL}"
    ] * 2
    assert desk.store.urns() == []


def test_an_aspect_that_the_entity_cannot_have_is_unknown(desk: Desk) -> None:
    """On the ways that are not patches."""
    with pytest.raises(JavaException) as raised:
        desk.write(RUN, "globalTags", {"tags": []})
    assert raised.value.message == "Unknown aspect globalTags for entity dataProcessInstance"


def test_an_invalid_document_is_refused(desk: Desk) -> None:
    """The message names the entity type and the member."""
    with pytest.raises(EntityValidationException, match="field is required but not found"):
        desk.write(EXPERIMENT, "containerProperties", {})
    with pytest.raises(RuntimeJavaException, match="invalid urn"):
        desk.write("nonsense", "containerProperties", {})
    with pytest.raises(IllegalArgumentException, match="Failed to find entity with name nothing"):
        desk.write("urn:li:nothing:x", "status", {})
    with pytest.raises(IllegalArgumentException, match="Missing aspect status"):
        desk.ingest.ingest([Proposal(EXPERIMENT, "status", "PATCH", ME)])


def test_key_aspects_are_computed_whatever_is_sent(desk: Desk) -> None:
    """A key aspect alone creates the entity; once it exists there is nothing to write."""
    wrong = {"platform": MLFLOW, "name": "wrong", "origin": "DEV"}
    (result,) = desk.write(MODEL, "mlModelKey", {**wrong})
    assert result.value == {"platform": MLFLOW, "name": "churn_1", "origin": "PROD"}
    assert desk.write(MODEL, "mlModelKey", {**wrong}) == []
    assert desk.patch(MODEL, "mlModelKey", {"/name": "x"}).error == (
        "Failed to apply patch: ingestProposal returned null"
    )


def test_strict_urns_are_refused_where_datahub_only_warns() -> None:
    """With strict URNs a comma in a simple URN is not valid."""
    desk = Desk()
    desk.patch("urn:li:container:a,b", "status", {"/removed": False})
    assert desk.store.exists("urn:li:container:a,b")
    strict = Ingest(desk.store, desk.index, strict_urns=True)
    assert strict.ingest([Proposal("urn:li:container:c,d", "status", "UPSERT", ME, value={})]) == []


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations(range(8)),
    batches=st.lists(st.integers(1, 4), min_size=8, max_size=8),
)
def test_writers_of_keyed_links_never_lose_each_others_links(
    order: list[int], batches: list[int]
) -> None:
    """Whatever the order and the batches, every link that was added is there once."""
    desk = Desk()
    patches = [
        adding(
            MODEL,
            "mlModelProperties",
            {f"/trainingJobs/{number}": f"urn:li:dataProcessInstance:{number}"},
            keys={"trainingJobs": []},
        )
        for number in order
    ]
    while patches:
        size = batches.pop() if batches else 1
        assert all(result.success for result in desk.patch_all(*patches[:size]))
        patches = patches[size:]
    jobs = desk.value(MODEL, "mlModelProperties")["trainingJobs"]
    assert isinstance(jobs, list)
    assert sorted(map(str, jobs)) == [f"urn:li:dataProcessInstance:{number}" for number in range(8)]
    page = desk.graph.relationships(MODEL, ["TrainedBy"], "OUTGOING")
    assert {edge.urn for edge in page.relationships} == {*map(str, jobs)}
