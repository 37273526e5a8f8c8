"""YAML to systems and back: every form, every mistake with its place."""

from __future__ import annotations

import builtins
import sys
from datetime import UTC, datetime
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldh_graphql.entities import (
    AuditStamp,
    HyperParam,
    Link,
    Metric,
    MLExperiment,
    MLModel,
    MLTrainingRun,
    Owner,
    OwnershipType,
    returned_by_datahub,
)
from mldh_graphql.errors import ConfigurationError, SystemFileError
from mldh_graphql.system import MLSystem
from mldh_graphql.urns import MLModelUrn, PlatformUrn, VersionSetUrn
from tests.strategies import HOSTILE, entities, hostile_texts

if TYPE_CHECKING:
    from mldh_graphql.changes import AnyEntity

LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MODEL = MLModelUrn.build("m")


def _different(drawn: list[AnyEntity]) -> list[AnyEntity]:
    return list({entity.urn: entity for entity in drawn}.values())


@given(st.lists(entities(), max_size=4).map(_different))
@LAW
def test_parsing_a_dump_gives_an_equal_system(drawn: list[AnyEntity]) -> None:
    """With hostile values in every field."""
    system = MLSystem.of(*drawn)
    assert MLSystem.parse(system.dump()) == system


@given(st.dictionaries(hostile_texts(min_size=1), hostile_texts(), min_size=1), hostile_texts())
@LAW
def test_hostile_texts_survive_anywhere(properties: dict[str, str], text: str) -> None:
    """As keys, as values, as local ids, over several lines."""
    model = MLModel(
        urn=MODEL,
        description=f"{text}\n{text}",
        custom_properties=properties,
        plain_tags=[*properties],
    )
    keys = [key for key in properties if not key.startswith("urn:")] or ["m"]
    system = MLSystem({keys[0]: model})
    assert MLSystem.parse(system.dump()) == system


@pytest.mark.parametrize("text", [text for text in HOSTILE if text], ids=ascii)
def test_a_value_of_a_metric_keeps_its_text(text: str) -> None:
    """Numbers and booleans stand as such only where they read back as the same text."""
    system = MLSystem.of(MLModel(urn=MODEL, training_metrics={"x": text}))
    model = MLSystem.parse(system.dump())["m"]
    assert isinstance(model, MLModel)
    assert model.training_metrics == (Metric("x", text),)


def test_a_text_of_several_lines_is_written_as_people_would() -> None:
    """As a block, unless it has something odd."""
    model = MLModel(urn=MODEL, description="First\n\nSecond line\n")
    assert "description: |\n      First\n\n      Second line\n" in MLSystem.of(model).dump()


def test_every_form_is_read() -> None:
    """Bare ids and URNs, single values and records, lists and mappings."""
    system = MLSystem.parse(
        dedent("""
        models:
          full:
            model_id: m
            platform: vertexai
            env: DEV
            version: "1.0"
            version_set: all
            created: 2021-08-10T08:00:00+01:00
            last_modified: {time: 1628580000000, actor: jdoe}
            tags: [a, urn:li:tag:b]
            domain: urn:li:domain:d
            owners: [jdoe, {urn: "urn:li:corpGroup:ml", type: DATA_STEWARD}, {urn: x}]
            links:
              https://a: A page
            hyper_params:
              whole: 1_000
              small: 1e-3
              hex: 0x1F
              yes: true
              text: "1.0"
              full: {value: 0.5, description: half, created_at: 2021-08-10T08:00:00Z}
            structured_properties:
              retention: 90
              urn:li:structuredProperty:zones: [a, b]
            training_runs: ["urn:li:dataProcessInstance:elsewhere"]
        experiments:
          e: {platform: null, sub_types: null}
        training_runs:
          r: {start_timestamp: 2021-08-10 08:00:00Z, attempt: 2, platform: airflow}
        datasets:
          d: {urn: "urn:li:dataset:(urn:li:dataPlatform:s3,d,PROD)", links: [b, {url: c}]}
        """)
    )
    model = system["full"]
    assert isinstance(model, MLModel)
    assert model.urn == MLModelUrn.build("m", "vertexai", "DEV")
    assert model.version_set == VersionSetUrn.build("all")
    assert model.created == AuditStamp(datetime(2021, 8, 10, 7, tzinfo=UTC))
    assert model.last_modified == AuditStamp(1628580000000, "jdoe")
    assert model.tags == ("urn:li:tag:a", "urn:li:tag:b")
    assert model.owners == (
        Owner("jdoe"),
        Owner("urn:li:corpGroup:ml", OwnershipType.DATA_STEWARD),
        Owner("x"),
    )
    assert model.links == (Link("https://a", "A page"),)
    assert model.hyper_params == (
        HyperParam("whole", 1000),
        HyperParam("small", 0.001),
        HyperParam("hex", 31),
        HyperParam("yes", True),
        HyperParam("text", "1.0"),
        HyperParam("full", 0.5, "half", datetime(2021, 8, 10, 8, tzinfo=UTC)),
    )
    assert model.structured_properties == {
        "urn:li:structuredProperty:retention": (90.0,),
        "urn:li:structuredProperty:zones": ("a", "b"),
    }
    experiment, run = system["e"], system["r"]
    assert isinstance(experiment, MLExperiment)
    assert isinstance(run, MLTrainingRun)
    assert experiment.platform is experiment.sub_types is None
    assert run.platform == PlatformUrn.build("airflow")
    assert (run.start_timestamp, run.attempt) == (datetime(2021, 8, 10, 8, tzinfo=UTC), 2)
    assert MLSystem.parse(system.dump()) == system


def test_anchors_and_merge_keys_repeat_what_is_there() -> None:
    """What is said at the place itself goes before what is merged in, earlier before later."""
    system = MLSystem.parse(
        dedent("""
        x-shared:
          one: &one {description: one, name: One}
          two: &two {description: two, external_url: u}
        models:
          a: {<<: *one, name: A}
          b: {<<: [*one, *two]}
          c: &c {tags: &tags [t]}
          d: {tags: *tags}
        """)
    )
    expected = MLSystem.parse(
        dedent("""
        models:
          a: {description: one, name: A}
          b: {description: one, name: One, external_url: u}
          c: {tags: [t]}
          d: {tags: [t]}
        """)
    )
    assert system == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# only a comment\n", id="comment"),
        pytest.param("models:\ndatasets: {}\n", id="empty sections"),
    ],
)
def test_an_empty_file_is_an_empty_system(text: str) -> None:
    """Nothing is described."""
    assert MLSystem.parse(text) == MLSystem({})
    assert MLSystem({}).dump() == "{}\n"


WRONG = [
    pytest.param("model:\n  m:\n", 1, 1, "did you mean 'models'", id="section"),
    pytest.param("- a\n", 1, 1, "a mapping with model_groups", id="list"),
    pytest.param("models: [a]\n", 1, 9, "a mapping from local id to model", id="section list"),
    pytest.param("models:\n  m: x\n", 2, 6, "keys of a model", id="entity text"),
    pytest.param("models:\n  m:\n    nam: x\n", 3, 5, "did you mean 'name'", id="key"),
    pytest.param("models:\n  m: {xyzzy: 1}\n", 2, 7, "valid keys are 'aliases'", id="far key"),
    pytest.param("models:\n  m: {version: 1.10}\n", 2, 16, 'quotes: "1.10"', id="number"),
    pytest.param("models:\n  m: {name: true}\n", 2, 13, "the boolean true", id="boolean"),
    pytest.param("models:\n  m: {name: }\n", 2, 12, "leave the key out", id="nothing"),
    pytest.param("models:\n  m: {name: ''}\n", 2, 13, "it is empty", id="empty name"),
    pytest.param("models:\n  m: {name: '  '}\n", 2, 13, "blank", id="blank name"),
    pytest.param("models:\n  m: {name: [a]}\n", 2, 13, "not a list", id="list for text"),
    pytest.param("models:\n  m: {tags: a}\n", 2, 13, "a list is expected", id="text for list"),
    pytest.param("models:\n  m: {tags: [a, b, a]}\n", 2, 20, "twice", id="double entry"),
    pytest.param("models:\n  m: {}\n  m: {}\n", 3, 3, "first is in line 2", id="double key"),
    pytest.param("models:\n  m: {}\nmodel_groups:\n  m: {}\n", 4, 3, "line 2", id="double id"),
    pytest.param("models:\n  a: {model_id: b}\n  b:\n", 3, 3, "same entity as 'a'", id="same"),
    pytest.param("models:\n  1: {}\n", 2, 3, 'quote it: "1"', id="number as key"),
    pytest.param("models:\n  ? [a]\n  : {}\n", 2, 5, "a key is text", id="list as key"),
    pytest.param("models:\n  '': {}\n", 2, 3, "no local id", id="empty id"),
    pytest.param("models:\n  urn:x: {}\n", 2, 3, "no local id", id="id like a URN"),
    pytest.param('models:\n  "\\ud800": {}\n', 2, 3, "surrogate", id="half a character"),
    pytest.param("models:\n  m: {groups: [g]}\n", 2, 16, "no model group here", id="reference"),
    pytest.param(
        "model_groups:\n  airline: {}\nmodels:\n  m:\n    groups:\n      - airlin\n",
        6,
        9,
        "did you mean 'airline'",
        id="near reference",
    ),
    pytest.param(
        "models:\n  a: {}\n  b: {groups: [a]}\n", 3, 16, "'a' is a ML model", id="wrong noun"
    ),
    pytest.param(
        "models:\n  m: {groups: ['urn:li:tag:x']}\n", 2, 16, "URN of a tag", id="wrong URN"
    ),
    pytest.param("models:\n  m: {groups: ['urn:x']}\n", 2, 16, "not a DataHub URN", id="no URN"),
    pytest.param("models:\n  m: {urn: 'urn:li:tag:x'}\n", 2, 12, "ML model's URN", id="own URN"),
    pytest.param(
        "models:\n  m: {urn: 'urn:li:mlModel:x', env: DEV}\n", 2, 32, "part of the urn", id="both"
    ),
    pytest.param("models:\n  m: {env: prod}\n", 2, 12, "did you mean 'PROD'", id="env"),
    pytest.param("models:\n  m: {platform: ' '}\n", 2, 17, "platform", id="platform"),
    pytest.param("models:\n  m: {model_id: ' x'}\n", 2, 17, "whitespace", id="id"),
    pytest.param("datasets:\n  d: {}\n", 2, 3, "needs a platform", id="no platform"),
    pytest.param("models:\n  m: {created: soon}\n", 2, 16, "no time", id="time"),
    pytest.param("models:\n  m: {created: 2021-08-10}\n", 2, 16, "time zone", id="no zone"),
    pytest.param("models:\n  m: {created: true}\n", 2, 16, "a time like", id="boolean time"),
    pytest.param("models:\n  m: {created: 999999999999999999}\n", 2, 16, "years", id="far time"),
    pytest.param("models:\n  m: {created: {actor: a}}\n", 2, 16, "time is missing", id="stamp"),
    pytest.param("models:\n  m: {created: {time: 1, by: a}}\n", 2, 26, "unknown key", id="by"),
    pytest.param("models:\n  m: {created: {time: 1, actor: ' '}}\n", 2, 33, "user", id="actor"),
    pytest.param("models:\n  m: {hyper_params: [a]}\n", 2, 21, "a mapping from name", id="params"),
    pytest.param("models:\n  m: {hyper_params: {a: [1]}}\n", 2, 25, "not a list", id="param"),
    pytest.param("models:\n  m: {hyper_params: {a: {}}}\n", 2, 25, "value is missing", id="value"),
    pytest.param("models:\n  m: {hyper_params: {'': 1}}\n", 2, 26, "empty", id="param name"),
    pytest.param("models:\n  m: {custom_properties: [a]}\n", 2, 26, "a mapping", id="properties"),
    pytest.param("models:\n  m: {custom_properties: {a: 1}}\n", 2, 30, '"1"', id="property"),
    pytest.param("models:\n  m: {owners: a}\n", 2, 15, "list of owners", id="owners"),
    pytest.param("models:\n  m: {owners: [{type: NONE}]}\n", 2, 16, "urn is missing", id="owner"),
    pytest.param("models:\n  m: {owners: [{urn: a, type: B}]}\n", 2, 31, "none of", id="role"),
    pytest.param("models:\n  m: {owners: ['urn:li:tag:x']}\n", 2, 16, "group's URN", id="who"),
    pytest.param("models:\n  m: {owners: [a, a]}\n", 2, 15, "twice", id="owner twice"),
    pytest.param("models:\n  m: {links: a}\n", 2, 14, "list of links", id="links"),
    pytest.param("models:\n  m: {links: [{description: a}]}\n", 2, 15, "url is missing", id="link"),
    pytest.param("models:\n  m: {links: ['']}\n", 2, 15, "empty", id="empty link"),
    pytest.param("models:\n  m: {structured_properties: a}\n", 2, 30, "mapping", id="structured"),
    pytest.param(
        "models:\n  m: {structured_properties: {a: []}}\n", 2, 34, "needs a value", id="no values"
    ),
    pytest.param(
        "models:\n  m: {structured_properties: {a: true}}\n", 2, 34, "number or text", id="bool"
    ),
    pytest.param(
        "models:\n  m: {structured_properties: {a: 1, 'urn:li:structuredProperty:a': 2}}\n",
        2,
        37,
        "twice",
        id="property twice",
    ),
    pytest.param(
        "models:\n  m: {structured_properties: {a: .inf}}\n", 2, 34, "finite", id="infinite"
    ),
    pytest.param("models:\n  m: {aliases: [a]}\n", 2, 16, "needs a version", id="alias alone"),
    pytest.param("training_runs:\n  r: {run_result: OK}\n", 2, 19, "valid words", id="result"),
    pytest.param("training_runs:\n  r: {attempt: x}\n", 2, 16, "whole number", id="attempt"),
    pytest.param(
        "training_runs:\n  r: {run_result: SUCCESS}\n", 2, 3, "needs the time", id="no end"
    ),
    pytest.param("training_runs:\n  r: {description: x}\n", 2, 7, "unknown key", id="no field"),
    pytest.param("models:\n  m: {name: !python/object:os.system x}\n", 2, 13, "tag", id="tag"),
    pytest.param("models: &a {m: *a}\n", 1, 9, "contains itself", id="circle"),
    pytest.param("models:\n  m: {<<: [x]}\n", 2, 11, "<< takes mappings", id="merge"),
    pytest.param("models: *nowhere\n", 1, 9, "undefined alias", id="alias"),
    pytest.param("models: [\n", 2, 1, "no YAML", id="syntax"),
    pytest.param("a: 1\n---\nb: 2\n", 2, 1, "another document", id="two documents"),
    pytest.param("models:\n  m: {name: 'a\x00b'}\n", 2, 15, "cannot stand in YAML", id="NUL"),
    pytest.param("models:\n  m: {name: !!int x}\n", 2, 13, "no number", id="int"),
    pytest.param("models:\n  m: {name: !!float x}\n", 2, 13, "no number", id="float"),
    pytest.param("[" * 3000, 1, 1, "nested too deeply", id="deep"),
]


@pytest.mark.parametrize(("text", "line", "column", "reason"), WRONG)
def test_a_mistake_is_reported_where_it_is(text: str, line: int, column: int, reason: str) -> None:
    """With file, line, column, and what was probably meant."""
    with pytest.raises(SystemFileError) as caught:
        MLSystem.parse(text, name="my.yaml")

    error = caught.value
    assert reason in error.reason
    assert (error.file, error.line, error.column) == ("my.yaml", line, column)
    assert str(error).startswith(f"my.yaml, line {line}, column {column}: ")


@given(st.text(alphabet="models: {}[]&*<>!|'\"\n\t-#%@`a1?,\x00é", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_system_or_an_error_of_this_library(text: str) -> None:
    """Never an error of the YAML library."""
    found: MLSystem | SystemFileError
    try:
        found = MLSystem.parse(text)
    except SystemFileError as error:
        found = error
    assert isinstance(found, MLSystem) or min(found.line, found.column) >= 1


def test_nested_anchors_cannot_grow_without_bound() -> None:
    """The billion laughs: merged mappings are read once each."""
    lines = ["x-0: &a0 {name: x}"]
    lines += [f"x-{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 30)]
    system = MLSystem.parse("\n".join([*lines, "models:", "  m: *a29"]))
    assert system["m"].name == "x"


def test_what_only_datahub_may_say_is_left_out() -> None:
    """A metric without a value, a property without values, odd URNs: the rest is there."""
    with returned_by_datahub():
        model = MLModel(
            urn="urn:li:mlModel:(urn:li:dataPlatform:a(b),m,PROD)",
            training_metrics=[Metric("a", None), Metric("b", 1)],
            structured_properties={"urn:li:structuredProperty:x": ()},
            groups=["urn:li:mlModelGroup:odd"],
        )
    text = MLSystem.of(model).dump()
    assert "urn: urn:li:mlModel:(urn:li:dataPlatform:a(b),m,PROD)" in text
    assert "a: " not in text.partition("training_metrics")[2]
    assert "b: 1" in text
    assert "urn:li:mlModelGroup:odd" in text


def test_without_ruamel_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for every extra."""
    real = builtins.__import__

    def no_ruamel(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("ruamel"):
            raise ImportError(name)
        return real(name, *args, **options)

    for name in [name for name in sys.modules if name.startswith("ruamel")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", no_ruamel)

    with pytest.raises(ConfigurationError, match=r"mldh-graphql\[yaml\]"):
        MLSystem.parse("models:\n")
    with pytest.raises(ConfigurationError, match=r"mldh-graphql\[yaml\]"):
        MLSystem({}).dump()
