"""`MLSystem`: what it holds, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql import LocalDataHub
from mldh_graphql.entities import Dataset, MLExperiment, MLModel, MLModelGroup, MLTrainingRun
from mldh_graphql.errors import (
    EntityNotFoundError,
    InvalidUrnError,
    InvalidValueError,
    SystemFileError,
)
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import DatasetUrn, ExperimentUrn, MLModelGroupUrn, MLModelUrn, TrainingRunUrn

if TYPE_CHECKING:
    from pathlib import Path

MODEL = MLModel(urn=MLModelUrn.build("churn"), version="1.0")
GROUP = MLModelGroup(urn=MLModelGroupUrn.build("churn"))


def test_entities_are_found_by_local_id() -> None:
    """And their URNs come in the same order."""
    system = MLSystem({"m": MODEL, "g": GROUP})

    assert system["m"] is MODEL
    assert len(system) == 2
    assert system.urns() == (MODEL.urn, GROUP.urn)
    assert repr(system) == "MLSystem(2 entities: m, g)"
    with pytest.raises(KeyError):
        _ = system["x"]


def test_systems_are_equal_by_local_id_and_entity() -> None:
    """Order does not count; another local id does."""
    system = MLSystem({"m": MODEL, "g": GROUP})

    assert system == MLSystem({"g": GROUP, "m": MODEL})
    assert hash(system) == hash(MLSystem({"g": GROUP, "m": MODEL}))
    assert system != MLSystem({"m": MODEL, "group": GROUP})
    assert system != "system"


def test_names_become_local_ids() -> None:
    """The noun helps where two have the same name, or a name looks like a URN."""
    odd = MLModel(urn=MLModelUrn.build("urn:li:tag:x"))
    elsewhere = MLModel(urn=MLModelUrn.build("churn", env="DEV"))
    again = MLModel(urn=MLModelUrn.build("churn", env="QA"))

    system = MLSystem.of(MODEL, GROUP, odd, elsewhere, again)

    assert list(system.entities) == [
        "churn",
        "model_group:churn",
        "model:urn:li:tag:x",
        "model:churn",
        "model:churn:2",
    ]


@pytest.mark.parametrize(
    "entities",
    [
        pytest.param({"": MODEL}, id="empty local id"),
        pytest.param({"urn:x": MODEL}, id="local id like a URN"),
        pytest.param({"\ud800": MODEL}, id="half a character"),
        pytest.param({"a": MODEL, "b": MLModel(urn=MODEL.urn)}, id="the same entity twice"),
        pytest.param({"a": MODEL.urn}, id="no entity"),
    ],
)
def test_what_cannot_be_a_system_is_refused(entities: dict[str, MLModel]) -> None:
    """With an error of this library."""
    with pytest.raises(InvalidValueError):
        MLSystem(entities)


def test_an_entity_given_twice_is_refused() -> None:
    """One of them would be lost."""
    with pytest.raises(InvalidValueError, match="twice"):
        MLSystem.of(MODEL, MODEL)


def test_a_file_reads_back_as_it_was_saved(tmp_path: Path) -> None:
    """The first line tells editors where the schema is."""
    path = tmp_path / "ml-system.yaml"
    system = MLSystem({"m": MODEL, "g": GROUP})

    system.save(path, schema="ml-system.schema.json")

    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=ml-system.schema.json"
    assert MLSystem.load(path) == system


def test_a_file_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    """Line and column of the first byte that is none."""
    path = tmp_path / "ml-system.yaml"
    path.write_bytes(b"models:\n  caf\xe9:\n")

    with pytest.raises(SystemFileError, match="UTF-8") as caught:
        MLSystem.load(path)

    assert (caught.value.file, caught.value.line, caught.value.column) == (str(path), 2, 6)


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    """Some editors on Windows write one."""
    path = tmp_path / "ml-system.yaml"
    path.write_bytes(b"\xef\xbb\xbfmodels:\n  churn:\n")

    assert MLSystem.load(path).urns() == (MODEL.urn,)


RUN = TrainingRunUrn.build("r")
DATA = DatasetUrn.build("d", "s3")


async def _written(datahub: LocalDataHub) -> MLSystem:
    experiment = MLExperiment(urn=ExperimentUrn.build("e"))
    system = MLSystem.of(
        Dataset(urn=DATA),
        experiment,
        MLTrainingRun(urn=RUN, experiment=experiment.urn, inputs=[DATA]),
        MLTrainingRun(urn=TrainingRunUrn.build("other"), inputs=[DATA]),
        MLModelGroup(urn=GROUP.urn),
        MLModel(urn=MODEL.urn, version="1.0", groups=[GROUP.urn], training_runs=[RUN]),
    )
    (await datahub.client.apply(system)).raise_for_failures()
    return system


@pytest.mark.parametrize(
    ("root", "depth", "names"),
    [
        pytest.param(GROUP.urn, 0, {"churn"}, id="only the root"),
        pytest.param(GROUP.urn, 1, {"churn", "model:churn"}, id="its models"),
        pytest.param(GROUP.urn, 2, {"churn", "model:churn", "r"}, id="their runs"),
        pytest.param(GROUP.urn, 3, {"churn", "model:churn", "r", "e", "d"}, id="and their data"),
        pytest.param(GROUP.urn, 9, {"churn", "model:churn", "r", "e", "d"}, id="not all users"),
        pytest.param(DATA, 1, {"d", "r", "other"}, id="all users of a root"),
    ],
)
async def test_reading_follows_links_from_the_roots(root: str, depth: int, names: set[str]) -> None:
    """In both directions, but a data set on the way does not bring in everybody who uses it."""
    async with LocalDataHub() as datahub:
        await _written(datahub)

        system = await MLSystem.read(datahub.client, root, depth=depth)

        assert set(system.entities) == names


async def test_what_was_read_is_what_was_described() -> None:
    """Without what follows by itself, such as empty lists and the default version set."""
    async with LocalDataHub() as datahub:
        system = await _written(datahub)

        read = await MLSystem.read(datahub.client, *system.urns(), depth=0)

        assert read == MLSystem.of(*system.entities.values())
        assert "[]" not in read.dump()
        assert "version_set" not in read.dump()
        assert not await datahub.client.plan(read, prune=True)


async def test_linked_entities_that_do_not_exist_stay_urns() -> None:
    """They are not made up."""
    async with LocalDataHub() as datahub:
        model = MLModel(urn=MODEL.urn, groups=[GROUP.urn])
        await datahub.client.create(model)

        system = await MLSystem.read(datahub.client, MODEL.urn)

        assert system == MLSystem.of(model)
        assert GROUP.urn in system.dump()


async def test_reading_many_links_takes_few_requests() -> None:
    """Links of a group with more models than a page holds are all followed."""
    models = [
        MLModel(urn=MLModelUrn.build(f"m{number}"), groups=[GROUP.urn]) for number in range(1100)
    ]
    async with LocalDataHub() as datahub:
        (await datahub.client.apply(MLSystem.of(GROUP, *models))).raise_for_failures()
        before = len(datahub.requests)

        system = await MLSystem.read(datahub.client, GROUP.urn, depth=1)

        assert len(system) == 1101
        assert len(datahub.requests) - before <= 15


@pytest.mark.parametrize(
    ("root", "depth", "error"),
    [
        pytest.param(MODEL.urn, 1, EntityNotFoundError, id="missing root"),
        pytest.param("urn:li:tag:x", 1, EntityNotFoundError, id="no noun"),
        pytest.param("churn", 1, InvalidUrnError, id="no URN"),
        pytest.param(MODEL.urn, 51, InvalidValueError, id="too deep"),
        pytest.param(MODEL.urn, True, InvalidValueError, id="no number"),
    ],
)
async def test_wrong_roots_are_refused(root: str, depth: int, error: type[Exception]) -> None:
    """With an error that says which."""
    async with LocalDataHub() as datahub:
        with pytest.raises(error):
            await MLSystem.read(datahub.client, root, depth=depth)
