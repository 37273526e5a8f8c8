"""URNs: built, parsed and refused before DataHub could silently drop them."""

import copy
import json
import pickle
from pathlib import Path
from typing import cast
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from mldh_graphql import urns
from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns import (
    FABRIC_TYPES,
    CorpUserUrn,
    DataFlowUrn,
    DataJobUrn,
    DatasetUrn,
    ExperimentUrn,
    IdUrn,
    MLFeatureTableUrn,
    MLFeatureUrn,
    MLModelDeploymentUrn,
    MLModelGroupUrn,
    MLModelUrn,
    PlatformInstanceUrn,
    PlatformUrn,
    TagUrn,
    TrainingRunUrn,
    Urn,
    VersionSetUrn,
    parse_urn,
)
from mldh_graphql.urns.key_fields import KEY_FIELDS
from mldh_graphql.urns.rules import decode_part, encode_part, encoded_length, problem_of_urn
from tests.strategies import urn_parts

VECTORS = json.loads((Path(__file__).parent / "parity/data/urn_vectors.json").read_text("utf-8"))
MODEL = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)"

STRICTER = {
    "did you mean": "an entity type in the wrong upper and lower case",
    "DataHub has no entity type": "a version set of something that DataHub does not have",
    "does not start with 'urn:li:'": "another namespace",
    "separates parts": "an unencoded comma or parenthesis in a part",
    "starts or ends with whitespace": "whitespace at an edge that DataHub does not look at",
    "invisible character": "an invisible character at an edge",
    "control character": "a control character or line break",
    "is not the URN of a": "a platform or flow of another kind",
}
"""Why a URN may be refused that DataHub takes; `mldh_graphql.urns.rules` says the same."""


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_what_datahub_refuses_is_refused(vector: dict[str, object]) -> None:
    """Every recorded refusal is ours too; what is refused beyond that has a listed reason."""
    text = cast("str", vector["urn"])
    if not vector["ok"]:
        with pytest.raises(InvalidUrnError) as caught:
            parse_urn(text)
        assert caught.value.reason not in {"", vector["error"]}
        return
    problem = problem_of_urn(text)
    if problem:
        assert any(known in problem for known in STRICTER), problem
        return
    urn = parse_urn(text)
    assert urn == vector["canonical"]
    assert urn.entity_type == vector["entityType"]
    assert list(urn.parts) == vector["parts"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["ok"]], ids=lambda v: v["id"])
def test_what_datahub_has_can_be_read(vector: dict[str, object]) -> None:
    """The lenient door takes every URN that DataHub may return."""
    canonical = cast("str", vector["canonical"])
    urn = Urn.returned(canonical)
    assert urn == canonical
    if canonical == vector["urn"]:
        assert list(urn.parts) == vector["parts"]
    assert urn.name in urn.parts
    assert isinstance(urn.display_name, str)


@pytest.mark.parametrize(
    ("built", "text"),
    [
        pytest.param(MLModelUrn.build("arima_model"), MODEL, id="model"),
        pytest.param(
            MLModelUrn.build("a,b(c)", platform="urn:li:dataPlatform:vertexai", env="DEV"),
            "urn:li:mlModel:(urn:li:dataPlatform:vertexai,a%2Cb%28c%29,DEV)",
            id="model with reserved characters",
        ),
        pytest.param(
            MLModelGroupUrn.build("g", env="SANDBOX"),
            "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,g,SANDBOX)",
            id="group",
        ),
        pytest.param(
            MLModelDeploymentUrn.build("d", "sagemaker"),
            "urn:li:mlModelDeployment:(urn:li:dataPlatform:sagemaker,d,PROD)",
            id="deployment",
        ),
        pytest.param(
            DatasetUrn.build("db.iris", platform="snowflake"),
            "urn:li:dataset:(urn:li:dataPlatform:snowflake,db.iris,PROD)",
            id="dataset",
        ),
        pytest.param(
            MLFeatureTableUrn.build("t", platform="feast"),
            "urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,t)",
            id="feature table",
        ),
        pytest.param(
            PlatformInstanceUrn.build("west"),
            "urn:li:dataPlatformInstance:(urn:li:dataPlatform:mlflow,west)",
            id="platform instance",
        ),
        pytest.param(ExperimentUrn.build("e/1"), "urn:li:container:e/1", id="experiment"),
        pytest.param(
            TrainingRunUrn.build("r␟1"), "urn:li:dataProcessInstance:r%E2%90%9F1", id="run"
        ),
        pytest.param(VersionSetUrn.build("s"), "urn:li:versionSet:(s,mlModel)", id="version set"),
        pytest.param(
            DataJobUrn.build("train", "urn:li:dataFlow:(airflow,nightly,PROD)"),
            "urn:li:dataJob:(urn:li:dataFlow:(airflow,nightly,PROD),train)",
            id="job",
        ),
        pytest.param(
            DataFlowUrn.build("nightly", "airflow"),
            "urn:li:dataFlow:(airflow,nightly,PROD)",
            id="flow",
        ),
        pytest.param(MLFeatureUrn.build("age", "p"), "urn:li:mlFeature:(p,age)", id="feature"),
        pytest.param(TagUrn.of("a b"), "urn:li:tag:a b", id="tag by name"),
        pytest.param(TagUrn.of("urn:li:tag:a b"), "urn:li:tag:a b", id="tag by urn"),
    ],
)
def test_build_encodes_the_parts(built: Urn, text: str) -> None:
    """A built URN is the text that DataHub's SDK makes, and parses to itself."""
    assert built == text
    assert type(built)(text) == built
    assert type(parse_urn(text)) is type(built)


def test_the_parts_of_a_urn_have_names() -> None:
    """Platform, name, env, instance, flow, id can be asked for."""
    model = MLModelUrn.build("a,b", "vertexai", "QA")
    assert model.platform == PlatformUrn.build("vertexai")
    assert model.platform.id == "vertexai"
    assert (model.name, model.display_name, model.env) == ("a%2Cb", "a,b", "QA")
    assert PlatformInstanceUrn.build("west").platform == "urn:li:dataPlatform:mlflow"
    assert PlatformInstanceUrn.build("west").name == "west"
    assert MLFeatureTableUrn.build("t", "feast").platform.id == "feast"
    assert VersionSetUrn.build("s", "dataset").versioned == "dataset"
    assert VersionSetUrn.build("s").name == "s"
    flow = DataFlowUrn.build("nightly", "airflow")
    assert flow.name == "nightly"
    assert DataJobUrn.build("train", flow).flow == flow
    assert DataJobUrn.build("train", flow).name == "train"


@pytest.mark.parametrize(
    ("given_text", "reason"),
    [
        pytest.param("urn:li:dataProcessInstance:r", "it is a training run", id="another kind"),
        pytest.param(TrainingRunUrn("urn:li:dataProcessInstance:r"), "training run", id="typed"),
        pytest.param("urn:li:dashboard:(looker,1)", "it is a dashboard URN", id="untyped kind"),
        pytest.param("arima_model", "does not start with 'urn:li:'", id="only a name"),
        pytest.param(MODEL.replace("PROD", "prod"), "write 'PROD'", id="fabric in lower case"),
        pytest.param(MODEL.replace("PROD", "LIVE"), "none of CERT, CORP", id="unknown fabric"),
        pytest.param(MODEL.replace("urn:li:dataPlatform:", ""), "dataPlatform:mlflow", id="plain"),
        pytest.param(MODEL.replace("arima_model", ""), "the name (''): it is empty", id="no name"),
        pytest.param(MODEL.replace("arima", "x" * 500), "bytes when URL-encoded", id="too long"),
        pytest.param(MODEL + " ", "whitespace", id="trailing space"),
        pytest.param(MODEL + "x", "'x' follows the last parenthesis", id="tail"),
        pytest.param(MODEL[:-1], "parentheses do not match", id="unclosed"),
        pytest.param(MODEL.replace("_", "\ud800"), "U+D800", id="lone surrogate"),
        pytest.param("", "it is empty", id="empty"),
        pytest.param("urn:li:mlModel", "nothing follows", id="no key"),
        pytest.param("urn:li:", "no entity type", id="no entity type"),
        pytest.param(cast("str", None), "it is a NoneType, not text", id="None"),
        pytest.param(cast("str", 7), "it is a int, not text", id="number"),
    ],
)
def test_a_wrong_urn_says_what_is_wrong_and_what_is_expected(given_text: str, reason: str) -> None:
    """The error names the part and shows the shape of the URN that is needed."""
    with pytest.raises(InvalidUrnError) as caught:
        MLModelUrn(given_text)
    assert reason in caught.value.reason
    assert "an ML model's URN (urn:li:mlModel:(<platform URN>,<name>,<env>))" in str(caught.value)
    assert caught.value.value == (given_text if isinstance(given_text, str) else repr(given_text))


@pytest.mark.parametrize(
    ("name", "env", "reason"),
    [
        pytest.param("", "PROD", "it is empty", id="empty name"),
        pytest.param(" a", "PROD", "whitespace", id="leading space"),
        pytest.param("a\u200b", "PROD", "invisible character U+200B", id="zero width space"),
        pytest.param("a\nb", "PROD", "control character U+000A", id="line break"),
        pytest.param("x" * 5000, "PROD", "bytes when URL-encoded", id="5,000 characters"),
        pytest.param("m", "prod", "upper and lower case count", id="env in lower case"),
        pytest.param(cast("str", 7), "PROD", "it is a int", id="number"),
    ],
)
def test_build_refuses_what_cannot_be_a_part(name: str, env: str, reason: str) -> None:
    """Nothing that DataHub would drop can be built."""
    with pytest.raises(InvalidUrnError, match=r".") as caught:
        MLModelUrn.build(name, env=env)
    assert reason in caught.value.reason


def test_a_returned_urn_must_be_of_the_right_kind() -> None:
    """Leniency ends where the answer is about something else."""
    assert TagUrn.returned("urn:li:tag:a(b)").id == "a(b)"
    assert MLModelUrn.returned("urn:li:mlmodel:x") == "urn:li:mlmodel:x"
    with pytest.raises(InvalidUrnError, match="it is a user's URN"):
        TagUrn.returned("urn:li:corpuser:x")


def test_a_returned_urn_can_be_passed_back() -> None:
    """What DataHub has is accepted as an argument although it could not be built."""
    odd = TagUrn.returned("urn:li:tag:a(b)")
    assert TagUrn(odd) is odd
    assert Urn(odd) is odd
    assert parse_urn(odd) is odd


@pytest.mark.parametrize(
    "urn",
    [
        pytest.param(MLModelUrn(MODEL), id="typed"),
        pytest.param(TagUrn.returned("urn:li:tag:a(b)"), id="odd"),
        pytest.param(parse_urn("urn:li:dashboard:(looker,1)"), id="general"),
    ],
)
def test_a_urn_survives_pickle_and_copy(urn: Urn) -> None:
    """Class and text are the same on the other side."""
    for again in (pickle.loads(pickle.dumps(urn)), copy.copy(urn), copy.deepcopy(urn)):
        assert type(again) is type(urn)
        assert again == urn


def test_a_urn_is_its_text() -> None:
    """Comparing, hashing, sorting, formatting and JSON work as with the plain text."""
    urn = MLModelUrn(MODEL)
    assert urn == MODEL
    assert hash(urn) == hash(MODEL)
    assert MODEL in {urn}
    assert f"{urn}" == str(urn) == MODEL
    assert type(str(urn)) is str
    assert json.dumps({"urn": urn}) == json.dumps({"urn": MODEL})
    assert sorted([urn, "urn:li:a"]) == ["urn:li:a", MODEL]
    assert repr(urn) == f"MLModelUrn({MODEL!r})"
    assert not hasattr(urn, "__dict__")


def test_a_pydantic_model_checks_a_urn_field() -> None:
    """A field of a URN class validates, dumps as text, and refuses with our words."""

    class Holder(BaseModel):
        urn: MLModelUrn

    holder = Holder.model_validate({"urn": MODEL})
    assert type(holder.urn) is MLModelUrn
    assert json.loads(holder.model_dump_json()) == {"urn": MODEL}
    with pytest.raises(ValidationError, match="does not start with 'urn:li:'"):
        Holder.model_validate({"urn": "arima_model"})


def test_every_typed_class_knows_its_key() -> None:
    """No class is for an entity type that DataHub does not have, and no two are for the same."""
    kinds = [
        cls.kind
        for name in urns.__all__
        if isinstance(cls := getattr(urns, name), type) and issubclass(cls, Urn) and cls.kind
    ]
    assert len(kinds) == len(set(kinds)) == 20
    assert set(kinds) <= set(KEY_FIELDS)


@pytest.mark.parametrize("env", sorted(FABRIC_TYPES))
def test_every_fabric_can_be_an_env(env: str) -> None:
    """All seventeen are accepted as they are, and only so."""
    assert MLModelUrn.build("m", env=env).env == env
    with pytest.raises(InvalidUrnError, match="upper and lower case"):
        MLModelUrn(MODEL.replace("PROD", env.lower()))


@given(urn_parts())
def test_what_is_built_parses_to_itself(name: str) -> None:
    """Build → text → parse is the identity, and the name is the encoded one."""
    for built in (MLModelUrn.build(name), TrainingRunUrn.build(name), VersionSetUrn.build(name)):
        again = parse_urn(str(built))
        assert again == built
        assert type(again) is type(built)
        assert again.name == encode_part(name)


@given(urn_parts())
def test_decoding_undoes_encoding(name: str) -> None:
    """A name without percent codes of its own comes back as it was."""
    plain = name.replace("%", "")
    assert decode_part(encode_part(plain)) == plain


@given(st.text())
def test_any_text_is_a_urn_or_an_invalid_urn_error(text: str) -> None:
    """No text makes the parser fail in another way, with or without a plausible beginning."""
    for attempt in (text, f"urn:li:{text}", f"urn:li:tag:{text}", MODEL.replace("arima", text)):
        if problem_of_urn(attempt):
            with pytest.raises(InvalidUrnError):
                parse_urn(attempt)
        else:
            assert parse_urn(attempt) == attempt


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_the_length_is_that_of_java_form_encoding(text: str) -> None:
    """Python's form encoding differs from Java's in `~` and `*` only."""
    java = quote_plus(text, safe="*-._").replace("~", "%7E")
    assert encoded_length(text) == len(java)


def test_a_bare_name_is_not_mistaken_for_a_urn() -> None:
    """`of` builds from a name and checks a URN of the wrong kind."""
    assert CorpUserUrn.of("datahub") == "urn:li:corpuser:datahub"
    with pytest.raises(InvalidUrnError, match="it is a tag's URN"):
        CorpUserUrn.of("urn:li:tag:x")
    assert issubclass(CorpUserUrn, IdUrn)
