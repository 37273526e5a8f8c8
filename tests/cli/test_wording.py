"""Values as people read them, and as machines do."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime, timedelta

import pytest

from mldh_graphql.cli.layout import Page
from mldh_graphql.cli.output import write_json
from mldh_graphql.cli.profile import rendered
from mldh_graphql.cli.shapes import kind_of
from mldh_graphql.cli.surroundings import Surroundings
from mldh_graphql.cli.wording import duration, result
from mldh_graphql.entities import (
    Dataset,
    HyperParam,
    Link,
    Metric,
    MLExperiment,
    MLModel,
    MLTrainingRun,
    Owner,
    RunEvent,
    RunResultType,
    RunStatus,
)
from mldh_graphql.urns import TagUrn
from tests.cli.terminal import DATASET, EXPERIMENT, MODEL, RUN
from tests.cli.test_layout import drawn

START = datetime(2021, 8, 10, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        pytest.param(timedelta(0), "0 s", id="nothing"),
        pytest.param(timedelta(milliseconds=1500), "1.5 s", id="seconds"),
        pytest.param(timedelta(seconds=61), "1 min 1 s", id="minutes"),
        pytest.param(timedelta(hours=2, minutes=5, seconds=7), "2 h 5 min", id="hours"),
        pytest.param(timedelta(days=3, minutes=1), "3 d 0 h", id="days"),
    ],
)
def test_how_long_a_run_took_has_at_most_two_units(length: timedelta, shown: str) -> None:
    """More than two nobody reads."""
    assert duration(START, START + length) == shown
    assert duration(None, START) == duration(START, None) == ""


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        pytest.param(MLTrainingRun(urn=RUN), "", id="nothing known"),
        pytest.param(MLTrainingRun(urn=RUN, start_timestamp=START), "running", id="running"),
        pytest.param(MLTrainingRun(urn=RUN, end_timestamp=START), "ended", id="no result"),
        pytest.param(
            MLTrainingRun(urn=RUN, end_timestamp=START, run_result="SKIPPED"),
            "SKIPPED",
            id="result",
        ),
    ],
)
def test_the_state_of_a_run_is_a_word(run: MLTrainingRun, shown: str) -> None:
    """Whatever is known of it."""
    assert str(result(run)) == shown


def page_of(found: Surroundings) -> str:
    """The page of an entity, on a wide terminal."""
    *_, page = rendered(found)
    assert isinstance(page, Page)
    return "\n".join(drawn(page, 200))


def test_a_run_that_was_tried_again_shows_all_its_events() -> None:
    """With the attempt, and the result in the words of what ran it."""
    events = [
        RunEvent(RunStatus.STARTED, START, attempt=1),
        RunEvent(RunStatus.STARTED, START + timedelta(minutes=1), attempt=2),
        RunEvent(
            RunStatus.COMPLETE,
            START + timedelta(minutes=2),
            result=RunResultType.FAILURE,
            native_result_type="OOM",
            attempt=2,
        ),
    ]

    page = page_of(Surroundings(MLTrainingRun(urn=RUN, events=events)))

    assert "FAILURE (OOM) after 1 min 0 s, attempt 2" in page
    assert page.count("STARTED at ") == 2
    assert "COMPLETE FAILURE at 2021-08-10 07:22:00 UTC" in page


def test_everything_that_a_model_can_have_is_on_its_page() -> None:
    """Descriptions and times of metrics, roles, labels, properties with several values."""
    model = MLModel(
        urn=MODEL,
        version="1\x1b[2J",
        aliases=["a\x9bb"],
        description="First\nSecond",
        training_metrics=[Metric("accuracy", 0.9, "on the test set", START)],
        hyper_params=[HyperParam("depth", 3)],
        owners=[Owner("jane", "urn:li:ownershipType:reviewer")],
        links=[Link("https://a.b"), Link("https://c.d", "Card")],
        structured_properties={"tier": ["gold", 2.0]},
        domain="sales",
    )

    page = page_of(Surroundings(model))

    assert "1\\x1b[2J  @a\\x9bb" in page
    assert "description            First\n                       Second" in page
    assert "accuracy  0.9  on the test set  at 2021-08-10 07:20:00 UTC" in page
    assert "jane (reviewer)" in page
    assert "https://a.b\n" in page
    assert "Card https://c.d" in page
    assert "tier: gold, 2.0" in page
    assert "domain                 sales" in page


def test_a_hidden_entity_is_called_hidden() -> None:
    """In its heading, where nobody overlooks it."""
    heading, *_ = rendered(Surroundings(Dataset(urn=DATASET, removed=True)))

    assert str(heading) == "iris_input · dataset · hidden (soft-deleted)"


def test_what_is_no_noun_is_called_by_its_type() -> None:
    """As DataHub calls it."""
    assert kind_of(MLExperiment(urn=EXPERIMENT).urn) == "experiment"
    assert kind_of(TagUrn.build("gold")) == "tag"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [pytest.param("utf-8", "ü模", id="UTF-8"), pytest.param("latin-1", "\\u00fc", id="Latin 1")],
)
def test_json_fits_the_encoding_and_moves_no_cursor(
    encoding: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names stay readable where that is possible; control characters and surrogates are escaped."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    document = {"name": "ü模\x9b\u202e\ud800\x1b"}

    write_json(document)
    sys.stdout.flush()

    text = raw.getvalue().decode(encoding)
    assert shown in text
    assert all(char.isprintable() or char == "\n" for char in text)
    assert json.loads(text) == document
