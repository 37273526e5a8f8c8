"""What an entity gets with its first write, and only then."""

from __future__ import annotations

import pytest

from tests.server.desk import (
    DATASET,
    EXPERIMENT,
    GROUP,
    MLFLOW,
    MODEL,
    RUN,
    Desk,
    adding,
)

PLACED = {"browsePathsV2", "dataPlatformInstance"}


@pytest.fixture
def desk() -> Desk:
    """An empty server without doors."""
    return Desk()


def test_a_new_model_gets_its_key_a_browse_path_and_its_platform(desk: Desk) -> None:
    """The defaults are versions 1 like everything else."""
    desk.patch(MODEL, "mlModelProperties", {"/name": "x"})
    assert {name: aspect.value for name, aspect in desk.store.aspects(MODEL).items()} == {
        "mlModelKey": {"platform": MLFLOW, "name": "churn_1", "origin": "PROD"},
        "mlModelProperties": {"name": "x"},
        "browsePathsV2": {"path": [{"id": "Default"}]},
        "dataPlatformInstance": {"platform": MLFLOW},
    }
    assert {aspect.version for aspect in desk.store.aspects(MODEL).values()} == {1}


@pytest.mark.parametrize(
    ("urn", "names"),
    [
        pytest.param(
            GROUP, {"mlModelGroupKey", "browsePathsV2", "dataPlatformInstance"}, id="group"
        ),
        pytest.param(EXPERIMENT, {"containerKey", "browsePathsV2"}, id="container"),
        pytest.param(RUN, {"dataProcessInstanceKey"}, id="run"),
        pytest.param(
            DATASET, {"datasetKey", "browsePathsV2", "dataPlatformInstance"}, id="dataset"
        ),
        pytest.param("urn:li:tag:t", {"tagKey"}, id="tag"),
    ],
)
def test_which_defaults_there_are_depends_on_the_type(
    desk: Desk, urn: str, names: set[str]
) -> None:
    """A container and a run have no platform in their key, so they get none."""
    aspect = "tagProperties" if urn.startswith("urn:li:tag") else "status"
    desk.write(urn, aspect, {"name": "t"} if aspect == "tagProperties" else {"removed": False})
    assert {*desk.store.aspects(urn)} - {aspect} == names


def test_defaults_do_not_replace_what_the_same_batch_writes(desk: Desk) -> None:
    """Even when it comes after the aspect that creates the entity."""
    desk.patch_all(
        adding(MODEL, "mlModelProperties", {"/name": "x"}),
        adding(MODEL, "browsePathsV2", {"/path": [{"id": "mine"}]}),
        adding(MODEL, "dataPlatformInstance", {"/platform": "urn:li:dataPlatform:other"}),
    )
    assert desk.value(MODEL, "browsePathsV2") == {"path": [{"id": "mine"}]}
    assert desk.value(MODEL, "dataPlatformInstance") == {"platform": "urn:li:dataPlatform:other"}


def test_defaults_are_added_once(desk: Desk) -> None:
    """What was deleted of them does not come back with the next write."""
    desk.patch(MODEL, "mlModelProperties", {"/name": "x"})
    with desk.store.transaction() as transaction:
        transaction.delete(MODEL, "browsePathsV2")
    desk.patch(MODEL, "mlModelProperties", {"/name": "y"})
    assert desk.store.aspect(MODEL, "browsePathsV2") is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        pytest.param("Lake.RAW.churn", ["lake", "raw"], id="folders-in-lower-case"),
        pytest.param("churn", ["Default"], id="no-folder"),
        pytest.param(".churn.", ["Default"], id="empty-folders-do-not-count"),
    ],
)
def test_the_browse_path_of_a_dataset_is_the_folders_of_its_name(
    desk: Desk, name: str, path: list[str]
) -> None:
    """Without the name itself."""
    urn = f"urn:li:dataset:(urn:li:dataPlatform:s3,{name},PROD)"
    desk.patch(urn, "datasetProperties", {"/name": "x"})
    assert desk.value(urn, "browsePathsV2") == {"path": [{"id": folder} for folder in path]}


def test_a_platform_can_name_its_own_delimiter(desk: Desk) -> None:
    """Only its first character counts."""
    info = {"name": "s3", "type": "FILE_SYSTEM", "datasetNameDelimiter": "/|"}
    desk.write("urn:li:dataPlatform:s3", "dataPlatformInfo", {**info})
    urn = "urn:li:dataset:(urn:li:dataPlatform:s3,a/b.c/d,PROD)"
    desk.patch(urn, "datasetProperties", {"/name": "x"})
    assert desk.value(urn, "browsePathsV2") == {"path": [{"id": "a"}, {"id": "b.c"}]}
