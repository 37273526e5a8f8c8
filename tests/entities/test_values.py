"""The values that entities are made of: what is accepted, how it is normalised, what is refused."""

import copy
import math
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.entities import (
    UNKNOWN_ACTOR,
    AuditStamp,
    FrozenMapping,
    HyperParam,
    Link,
    Metric,
    MLModel,
    Owner,
    OwnershipType,
    RunEvent,
    RunResultType,
    returned_by_datahub,
)
from mldh_graphql.entities.texts import LONGEST_NAME, LONGEST_TEXT
from mldh_graphql.entities.times import checked_time, millis
from mldh_graphql.errors import DataHubMLError, InvalidUrnError, InvalidValueError
from mldh_graphql.urns import CorpGroupUrn, CorpUserUrn, OwnershipTypeUrn
from tests.strategies import times

MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"
TUTORIAL = datetime(2021, 8, 10, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1628580000000, TUTORIAL, id="milliseconds"),
        pytest.param(TUTORIAL, TUTORIAL, id="UTC"),
        pytest.param(
            datetime(2021, 8, 10, 9, 20, tzinfo=timezone(timedelta(hours=2))), TUTORIAL, id="zone"
        ),
        pytest.param(TUTORIAL + timedelta(microseconds=999), TUTORIAL, id="cut to milliseconds"),
        pytest.param(-1, datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), id="before 1970"),
    ],
)
def test_a_time_is_utc_in_whole_milliseconds(value: datetime | int, expected: datetime) -> None:
    """All forms of the same moment are the same time."""
    time = checked_time("created", value)
    assert time == expected
    assert time.tzinfo is UTC


@given(times())
def test_a_time_survives_milliseconds(time: datetime) -> None:
    """What is written as a number reads back as the same time."""
    checked = checked_time("created", time)
    assert checked_time("created", millis(checked)) == checked
    assert timedelta(0) <= time - checked < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(datetime(2021, 8, 10), "no time zone", id="naive"),  # noqa: DTZ001
        pytest.param(True, "not a bool", id="bool"),
        pytest.param(1.5, "not a float", id="float"),
        pytest.param("2021-08-10", "not a str", id="text"),
        pytest.param(2**62, "outside the years 1 to 9999", id="beyond 9999"),
    ],
)
def test_what_is_no_time_is_refused(value: Any, reason: str) -> None:
    """The error names the argument."""
    with pytest.raises(InvalidValueError, match=reason) as caught:
        checked_time("start_timestamp", value)
    assert caught.value.argument == "start_timestamp"


def test_a_time_beyond_pythons_years_can_be_read() -> None:
    """A number that another program wrote does not hide the entity."""
    with returned_by_datahub():
        assert checked_time("time", 2**63 - 1).year == 9999
        assert checked_time("time", -(2**63)).year == 1


def test_an_unknown_actor_is_none() -> None:
    """DataHub's placeholder is not taken for a user."""
    assert AuditStamp(5, UNKNOWN_ACTOR) == AuditStamp(5)
    assert AuditStamp(0, UNKNOWN_ACTOR).is_unknown
    assert not AuditStamp(0, "datahub").is_unknown
    assert AuditStamp(5, "datahub").actor == CorpUserUrn("urn:li:corpuser:datahub")
    assert MLModel(urn=MODEL, created=AuditStamp(0)).created is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(0.1, "0.1", id="float"),
        pytest.param(1e22, "1e+22", id="large float"),
        pytest.param(math.nan, "nan", id="nan"),
        pytest.param(-math.inf, "-inf", id="infinity"),
        pytest.param(10**30, str(10**30), id="huge integer"),
        pytest.param(True, "True", id="bool"),
        pytest.param("1.0", "1.0", id="text that looks like a number"),
        pytest.param("", "", id="empty"),
        pytest.param(RunResultType.SUCCESS, "SUCCESS", id="enum"),
    ],
)
def test_a_metric_is_written_as_text(value: Any, text: str) -> None:
    """The text is what Python shows, in a mapping, a pair, and a Metric alike."""
    forms: list[Any] = [{"m": value}, [("m", value)], [Metric("m", value)]]
    for form in forms:
        model = MLModel(urn=MODEL, training_metrics=form)
        assert model.training_metrics == (Metric("m", text),)
    assert type(Metric("m", value).value) is str


@given(st.floats())
def test_a_float_reads_back_exactly(value: float) -> None:
    """The text of a float gives the same float, NaN included."""
    number = Metric("m", value).number
    assert number is not None
    assert number == value or (math.isnan(number) and math.isnan(value))


def test_a_float_of_a_subclass_is_a_plain_number() -> None:
    """NumPy's floats are such; their own repr is not a number."""

    class Odd(float):
        def __repr__(self) -> str:
            return "np.float64(0.9)"

    assert Metric("m", Odd(0.9)).value == "0.9"


def test_a_text_is_no_number() -> None:
    """`number` is for numbers only."""
    assert HyperParam("optimizer", "adam").number is None
    with returned_by_datahub():
        assert Metric("m", None).number is None


@pytest.mark.parametrize(
    ("metrics", "argument"),
    [
        pytest.param({"a": None}, "training_metrics['a']", id="None"),
        pytest.param({"a": [1]}, "training_metrics['a']", id="list"),
        pytest.param({"a": 1j}, "training_metrics['a']", id="complex"),
        pytest.param({"a": Decimal(1)}, "training_metrics['a']", id="Decimal"),
        pytest.param({"a": Fraction(1, 3)}, "training_metrics['a']", id="Fraction"),
        pytest.param({"a": b"1"}, "training_metrics['a']", id="bytes"),
        pytest.param({"a": 10**5000}, "training_metrics['a']", id="integer beyond text"),
        pytest.param({"a": "\ud800"}, "training_metrics['a']", id="half a surrogate pair"),
        pytest.param({"": 1}, "training_metrics name", id="no name"),
        pytest.param({"x" * 5000: 1}, "training_metrics name", id="long name"),
        pytest.param({7: 1}, "training_metrics name", id="number as a name"),
        pytest.param([("a", 1), ("a", 2)], "training_metrics", id="same name twice"),
        pytest.param([("a", 1, 2)], "training_metrics", id="triple"),
        pytest.param([HyperParam("a", 1)], "training_metrics", id="a hyper-parameter"),
        pytest.param("accuracy", "training_metrics", id="text"),
        pytest.param(7, "training_metrics", id="number"),
    ],
)
def test_what_is_no_metric_is_refused(metrics: Any, argument: str) -> None:
    """The error names the argument and the metric in it."""
    with pytest.raises(InvalidValueError) as caught:
        MLModel(urn=MODEL, training_metrics=metrics)
    assert caught.value.argument == argument


def test_owners_are_users_or_groups_in_a_role() -> None:
    """Names, URNs, built-in roles as enum, text or URN, and made-up roles."""
    assert Owner("ada") == Owner("urn:li:corpuser:ada", OwnershipType.TECHNICAL_OWNER)
    assert Owner("urn:li:corpGroup:ml").urn == CorpGroupUrn.build("ml")
    role = "urn:li:ownershipType:__system__data_steward"
    assert Owner("ada", role) == Owner("ada", "DATA_STEWARD")
    custom = Owner("ada", "urn:li:ownershipType:reviewer")
    assert custom.type == OwnershipTypeUrn.build("reviewer")
    assert custom.type_name == "CUSTOM"
    with returned_by_datahub():
        assert Owner("urn:li:corpuser:ada", "NEW_ROLE").type_name == "CUSTOM"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: Owner("urn:li:tag:x"), id="a tag"),
        pytest.param(lambda: Owner("ada", "BOSS"), id="unknown role"),
        pytest.param(lambda: Owner("ada", "urn:li:tag:x"), id="a tag as a role"),
        pytest.param(lambda: MLModel(urn=MODEL, owners=["ada", "ada"]), id="twice"),
        pytest.param(lambda: MLModel(urn=MODEL, owners="ada"), id="a lone text"),
        pytest.param(lambda: MLModel(urn=MODEL, links=["http://x", Link("http://x")]), id="url"),
        pytest.param(lambda: MLModel(urn=MODEL, links=[""]), id="empty url"),
        pytest.param(lambda: MLModel(urn=MODEL, links=[7]), id="number as a link"),  # type: ignore[list-item] # on purpose
        pytest.param(lambda: MLModel(urn=MODEL, structured_properties={"p": []}), id="no value"),
        pytest.param(lambda: MLModel(urn=MODEL, structured_properties={"p": math.nan}), id="NaN"),
        pytest.param(lambda: MLModel(urn=MODEL, structured_properties={"p": 10**400}), id="huge"),
        pytest.param(lambda: MLModel(urn=MODEL, structured_properties={"p": True}), id="bool"),
        pytest.param(
            lambda: MLModel(
                urn=MODEL,
                structured_properties={"p": 1, "urn:li:structuredProperty:p": 2},
            ),
            id="property twice",
        ),
        pytest.param(lambda: MLModel(urn=MODEL, structured_properties=[1]), id="list"),  # type: ignore[arg-type] # on purpose
    ],
)
def test_bad_governance_is_refused(make: Callable[[], object]) -> None:
    """Nothing that DataHub would refuse or drop gets into an entity."""
    with pytest.raises((InvalidValueError, InvalidUrnError)):
        make()


def test_links_may_be_given_in_three_ways() -> None:
    """A bare address shows itself; a mapping gives labels."""
    expected = (Link("http://x", "http://x"),)
    assert MLModel(urn=MODEL, links=["http://x"]).links == expected
    assert MLModel(urn=MODEL, links=expected).links == expected
    assert MLModel(urn=MODEL, links={"http://x": "label"}).links == (Link("http://x", "label"),)


@pytest.mark.parametrize(
    ("fields", "argument"),
    [
        pytest.param({"name": "x" * 5000}, "name", id="long name"),
        pytest.param({"name": " \t"}, "name", id="blank name"),
        pytest.param({"name": 7}, "name", id="number as a name"),
        pytest.param({"description": "\udc00"}, "description", id="surrogate"),
        pytest.param({"description": "x" * (LONGEST_TEXT + 1)}, "description", id="huge text"),
        pytest.param({"custom_properties": {"": "x"}}, "custom_properties key", id="no key"),
        pytest.param({"custom_properties": {"k": 1}}, "custom_properties['k']", id="number"),
        pytest.param({"custom_properties": [("k", "v")]}, "custom_properties", id="pairs"),
        pytest.param({"plain_tags": "tag"}, "plain_tags", id="lone text"),
        pytest.param({"plain_tags": [""]}, "plain_tags", id="empty tag"),
        pytest.param({"plain_tags": ["a", "a"]}, "plain_tags", id="tag twice"),
        pytest.param({"aliases": ["champion"]}, "aliases", id="alias without version"),
        pytest.param({"version_comment": "x"}, "version_comment", id="comment without version"),
        pytest.param(
            {"version": "1", "version_set": "urn:li:versionSet:(s,dataset)"},
            "version_set",
            id="version set of something else",
        ),
        pytest.param({"tags": ["a", "urn:li:tag:a"]}, "tags", id="tag as name and URN"),
    ],
)
def test_a_bad_value_is_refused_by_name(fields: dict[str, Any], argument: str) -> None:
    """The error names the argument, before anything is sent."""
    with pytest.raises(InvalidValueError) as caught:
        MLModel(urn=MODEL, **fields)
    assert caught.value.argument == argument


def test_a_name_may_be_as_long_as_a_urn() -> None:
    """The limit is where the documentation says."""
    assert MLModel(urn=MODEL, name="x" * LONGEST_NAME).name == "x" * LONGEST_NAME


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"urn": "urn:li:dataProcessInstance:r"}, id="urn"),
        pytest.param({"groups": [MODEL]}, id="groups"),
        pytest.param({"training_runs": [MODEL]}, id="training_runs"),
        pytest.param({"tags": ["urn:li:domain:x"]}, id="tags"),
        pytest.param({"domain": "urn:li:tag:x"}, id="domain"),
    ],
)
def test_a_wrong_kind_of_urn_is_refused_by_name(fields: dict[str, Any]) -> None:
    """The error says for which argument another kind was expected."""
    with pytest.raises(InvalidUrnError, match=f"for {next(iter(fields))}"):
        MLModel(**{"urn": MODEL, **fields})


def test_what_datahub_returned_is_not_judged() -> None:
    """Doubles, long names and odd URNs that other programs wrote can be read."""
    with returned_by_datahub():
        model = MLModel(
            urn=MODEL,
            name="x" * 5000,
            training_metrics=[("", 1), ("", 2)],
            tags=["urn:li:tag:a(b)"],
            training_runs=["urn:li:dataset:(urn:li:dataPlatform:x,y,PROD)"],
        )
    assert model.training_metrics is not None
    assert len(model.training_metrics) == 2
    with pytest.raises(InvalidValueError):
        MLModel(urn=MODEL, name="x" * 5000)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(FrozenMapping({"a": 1}), id="mapping"),
        pytest.param(AuditStamp(5, "ada"), id="stamp"),
        pytest.param(Metric("m", 0.9, "d", 5), id="metric"),
        pytest.param(Owner("ada"), id="owner"),
        pytest.param(Link("http://x", "d", 5), id="link"),
        pytest.param(RunEvent("COMPLETE", 5, result="SUCCESS"), id="event"),
    ],
)
def test_a_value_is_frozen_hashable_and_picklable(value: Any) -> None:
    """Values can be shared, put into sets and sent to other processes."""
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert again == value
        assert hash(again) == hash(value)
    with pytest.raises((AttributeError, TypeError)):
        value.anything = 1


def test_a_frozen_mapping_reads_like_a_mapping() -> None:
    """It has entries, a length and a plain repr, and equals a dict with the same entries."""
    mapping = FrozenMapping({"a": 1, "b": 2})
    assert mapping == {"b": 2, "a": 1}
    assert (mapping["a"], len(mapping), list(mapping)) == (1, 2, ["a", "b"])
    assert repr(mapping) == "{'a': 1, 'b': 2}"


def test_all_refusals_are_errors_of_this_library() -> None:
    """One except clause catches them, and so does ValueError."""
    for error in (InvalidValueError, InvalidUrnError):
        assert issubclass(error, DataHubMLError)
        assert issubclass(error, ValueError)
