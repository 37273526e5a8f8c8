"""Patching aspects."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldh_graphql.server.patch import (
    AspectPatch,
    PatchFailed,
    PatchOperation,
    apply_patch,
    uses_generic_path,
)
from mldh_graphql.server.patch.templates import SYSTEM_ACTOR, TEMPLATES
from mldh_graphql.server.records import AspectInvalid, validated
from mldh_graphql.server.registry import aspect_record, entity_spec

_URN = "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)"
_TAG = "urn:li:tag:x"
_STAMP = {"time": 5, "actor": SYSTEM_ACTOR}


def _apply(
    aspect: str,
    stored: dict[str, Any] | None,
    *operations: tuple[str, str, str | None],
    keys: dict[str, list[str]] | None = None,
    generic: bool = True,
    entity_type: str = "mlModel",
) -> dict[str, Any]:
    patch = AspectPatch(
        [PatchOperation(*operation) for operation in operations],
        keys or {},
        force_generic=generic,
    )
    result: dict[str, Any] = apply_patch(entity_type, aspect, _URN, stored, patch, now_ms=5)
    return result


def _failure(*args: Any, **kwargs: Any) -> PatchFailed:
    with pytest.raises(PatchFailed) as failure:
        _apply(*args, **kwargs)
    return failure.value


@pytest.mark.parametrize(
    ("keys", "force", "generic"),
    [
        pytest.param({}, False, False, id="neither"),
        pytest.param({"tags": []}, False, True, id="keys"),
        pytest.param({}, True, True, id="forced"),
    ],
)
def test_keys_or_force_make_a_patch_generic(
    keys: dict[str, list[str]], *, force: bool, generic: bool
) -> None:
    """One of the two is enough."""
    assert uses_generic_path(AspectPatch([], keys, force_generic=force)) is generic


def test_nothing_that_is_passed_in_changes() -> None:
    """The stored document is not touched, whatever is done to its copy."""
    stored = {"trainingMetrics": [{"name": "a"}], "customProperties": {"k": "v"}}
    before = copy.deepcopy(stored)
    _apply(
        "mlModelProperties",
        stored,
        ("ADD", "/trainingMetrics/a/value", '"1"'),
        ("REMOVE", "/customProperties/k", None),
        keys={"trainingMetrics": ["name"]},
    )
    assert stored == before


def test_the_message_hides_the_reason_and_the_exception_has_it() -> None:
    """DataHub shows patch and target; why it failed is kept beside."""
    failure = _failure("mlModelProperties", {"name": "n"}, ("REPLACE", "/description", "1.50"))
    assert str(failure) == (
        "java.lang.RuntimeException: Error performing JSON PATCH on aspect MLModelProperties."
        ' Patch: [{"op":"replace","path":"/description","value":1.5}] Target: {"name":"n"}'
    )
    assert failure.reason == "Non-existing name/value pair in the object for key description"


def test_validation_messages_name_the_entity_type() -> None:
    """The type is spelled as in the registry, whatever the URN says."""
    failure = _failure("mlModelProperties", None, ("ADD", "/name", "1"), entity_type="mlmodel")
    assert str(failure) == (
        "com.linkedin.metadata.entity.validation.ValidationException: Invalid format for aspect:"
        " mlModel\n Cause: ERROR :: /name :: 1 cannot be coerced to String\n"
    )


def test_unknown_entity_types_are_named_as_given() -> None:
    """The engine does not depend on the registry for the type."""
    failure = _failure("mlModelProperties", None, ("ADD", "/name", "1"), entity_type="thing")
    assert "Invalid format for aspect: thing\n" in str(failure)


def test_an_array_cannot_take_the_documents_place() -> None:
    """Unless a later operation puts an object there again."""
    failure = _failure("mlModelProperties", None, ("ADD", "", "[]"))
    assert str(failure).startswith("java.lang.ClassCastException: ")
    assert _apply("mlModelProperties", None, ("ADD", "", "[]"), ("ADD", "", "{}")) == {}


def test_an_operation_that_does_not_exist_is_refused() -> None:
    """GraphQL lets none through, but other doors do not look."""
    failure = _failure("mlModelProperties", {"name": "n"}, ("SET", "/name", '"m"'))
    assert "Unsupported PATCH operation: `SET`" in str(failure)


def test_half_characters_in_paths_become_question_marks() -> None:
    """A path travels as UTF-8 like everything else."""
    stored = _apply("mlModelProperties", None, ("ADD", "/customProperties/\ud800", '"v"'))
    assert stored == {"customProperties": {"?": "v"}}


@pytest.mark.parametrize("depth", [400, 700, 900, 990])
@pytest.mark.parametrize("op", ["ADD", "REPLACE", "TEST"])
def test_deep_nesting_is_a_failure_like_any_other(op: str, depth: int) -> None:
    """Deep values are refused or dropped, and never end in anything but the one exception."""
    text = "[" * depth + "]" * depth
    with suppress(PatchFailed):
        assert _apply("mlModelProperties", None, (op, "/unknown", text)) == {}


def test_the_record_of_an_undeclared_aspect_is_named_after_it() -> None:
    """The message names a record even where none is declared."""
    failure = _failure("dataHubPolicyInfo", {}, ("REPLACE", "/x", "1"))
    assert "on aspect DataHubPolicyInfo." in str(failure)


# The template path


def test_an_aspect_without_a_template_cannot_be_created_without_force() -> None:
    """DataHub has no document to start from."""
    failure = _failure("mlModelProperties", None, ("ADD", "/name", '"n"'), generic=False)
    assert str(failure) == (
        "Patch not supported for aspect with name mlModelProperties. Default aspect is required"
        f" because no aspect currently exists for urn {_URN}."
    )


def test_an_aspect_without_a_template_cannot_be_changed_without_force() -> None:
    """DataHub runs into a null."""
    failure = _failure("mlModelProperties", {}, ("ADD", "/name", '"n"'), generic=False)
    assert str(failure).startswith("Cannot invoke ")
    assert str(failure).endswith('because "template" is null')


def test_version_properties_have_a_template_but_no_default() -> None:
    """The first write needs force, later ones do not."""
    stored = {
        "versionSet": "urn:li:versionSet:(s,mlModel)",
        "version": {"versionTag": "1"},
        "sortId": "1",
    }
    comment = ("ADD", "/comment", '"c"')
    assert "Default aspect is required" in str(
        _failure("versionProperties", None, comment, generic=False)
    )
    assert _apply("versionProperties", stored, comment, generic=False) == {**stored, "comment": "c"}


@pytest.mark.parametrize(
    ("aspect", "operation", "stored"),
    [
        pytest.param(
            "globalTags",
            ("ADD", f"/tags/{_TAG}", f'{{"tag":"{_TAG}"}}'),
            {"tags": [{"tag": _TAG}]},
            id="tags",
        ),
        pytest.param(
            "glossaryTerms",
            ("ADD", "/terms/urn:li:glossaryTerm:t", '{"urn":"urn:li:glossaryTerm:t"}'),
            {"terms": [{"urn": "urn:li:glossaryTerm:t"}], "auditStamp": _STAMP},
            id="terms",
        ),
        pytest.param(
            "ownership",
            (
                "ADD",
                "/owners/urn:li:corpuser:a/NONE",
                '{"owner":"urn:li:corpuser:a","type":"NONE"}',
            ),
            {"owners": [{"owner": "urn:li:corpuser:a", "type": "NONE"}], "lastModified": _STAMP},
            id="owners",
        ),
        pytest.param(
            "structuredProperties",
            (
                "ADD",
                "/properties/urn:li:structuredProperty:p",
                '{"propertyUrn":"urn:li:structuredProperty:p","values":[{"string":"x"}]}',
            ),
            {
                "properties": [
                    {"propertyUrn": "urn:li:structuredProperty:p", "values": [{"string": "x"}]}
                ]
            },
            id="structured-properties",
        ),
        pytest.param(
            "domains",
            ("ADD", "/domains/x", '"urn:li:domain:d"'),
            {"domains": ["urn:li:domain:d"]},
            id="domains",
        ),
        pytest.param("status", ("REPLACE", "/removed", "true"), {"removed": True}, id="status"),
        pytest.param(
            "editableMlModelGroupProperties",
            ("ADD", "/description", '"d"'),
            {"description": "d"},
            id="editable",
        ),
        pytest.param(
            "datasetProperties",
            ("ADD", "/customProperties/k", '"v"'),
            {"tags": [], "customProperties": {"k": "v"}},
            id="dataset-properties",
        ),
        pytest.param(
            "siblings",
            ("ADD", "/primary", "true"),
            {"siblings": [], "primary": True},
            id="siblings",
        ),
        pytest.param(
            "dataFlowInfo",
            ("ADD", "/name", '"f"'),
            {"customProperties": {}, "name": "f"},
            id="flow",
        ),
    ],
)
def test_a_template_knows_defaults_and_keys(
    aspect: str, operation: tuple[str, str, str], stored: dict[str, Any]
) -> None:
    """An absent aspect starts from its default, with the template's arrays addressed by key."""
    assert _apply(aspect, None, operation, generic=False) == stored


def test_a_template_addresses_stored_arrays_by_key() -> None:
    """Removing a tag needs no keys in the patch."""
    stored = {"tags": [{"tag": _TAG}, {"tag": "urn:li:tag:y"}]}
    remaining = _apply("globalTags", stored, ("REMOVE", f"/tags/{_TAG}", None), generic=False)
    assert remaining == {"tags": [{"tag": "urn:li:tag:y"}]}


def test_the_terms_template_adds_a_stamp_where_it_is_missing() -> None:
    """On the generic path it must be there."""
    nothing = ("TEST", "/terms", "{}")
    assert _apply("glossaryTerms", {"terms": []}, nothing, generic=False)["auditStamp"] == _STAMP
    stamped = {"terms": [], "auditStamp": {"time": 1, "actor": "urn:li:corpuser:a"}}
    assert _apply("glossaryTerms", stamped, nothing, generic=False) == stamped
    assert "/auditStamp :: field is required" in str(
        _failure("glossaryTerms", {"terms": []}, ("TEST", "/terms", "[]"))
    )


def test_the_generic_path_starts_from_the_default_too() -> None:
    """So tags are an array that the path runs into."""
    failure = _failure("globalTags", None, ("ADD", f"/tags/{_TAG}", "{}"))
    assert failure.reason == f"Illegal integer format, was '{_TAG}'"


def test_template_failures_do_not_name_java_classes() -> None:
    """Only the generic path wraps exceptions."""
    failure = _failure("status", None, ("ADD", "/removed", "5"), generic=False)
    assert str(failure).startswith("Invalid format for aspect: mlModel\n")
    failure = _failure("status", None, ("TEST", "/removed", "5"), generic=False)
    assert str(failure).startswith("Error performing JSON PATCH on aspect Status.")


@pytest.mark.parametrize("aspect", sorted(TEMPLATES))
def test_templates_fit_their_records(aspect: str) -> None:
    """Arrays with keys are declared, and a default document has known members only."""
    record = aspect_record(aspect)
    template = TEMPLATES[aspect]
    default = template.default(5) if template.default else {}
    assert set(default) | set(template.array_keys) <= set(record.fields)


# Laws

_NAMES = st.sampled_from(["name", "customProperties", "trainingMetrics", "groups", "created", "x"])
_STEPS = st.lists(st.sampled_from(["a", "0", "-", "", "time", "name", "a~1b"]), max_size=3)
_PATHS = st.builds(lambda name, steps: "/".join(["", name, *steps]), _NAMES, _STEPS)
_VALUES = st.none() | st.sampled_from(
    ["1", "x", "{}", "[]", '{"a":"b"}', '{"name":"a"}', '["urn:li:tag:a"]', "1e30", "null", "[[1]]"]
)
_OPERATIONS = st.lists(
    st.builds(
        PatchOperation,
        st.sampled_from(["ADD", "REMOVE", "REPLACE", "TEST", "MOVE", "COPY", "SET"]),
        st.just("") | st.text(max_size=4) | _PATHS,
        st.text(max_size=6) | _VALUES,
    ),
    max_size=4,
)
_KEYS = st.dictionaries(
    _NAMES, st.lists(st.sampled_from(["name", "value", "a\u241fb"]), max_size=2), max_size=2
)
_STORED = st.none() | st.sampled_from(
    [
        {},
        {"name": "n", "customProperties": {"a": "b"}, "created": {"time": 1}},
        {"trainingMetrics": [{"name": "a"}, {"name": "0", "value": "1"}], "groups": []},
    ]
)


@settings(max_examples=300)
@given(_STORED, _OPERATIONS, _KEYS, st.booleans())
def test_a_patch_succeeds_or_fails(
    stored: dict[str, Any] | None,
    operations: list[PatchOperation],
    keys: dict[str, list[str]],
    force: bool,
) -> None:
    """Whatever comes in: a valid document comes out, or the one exception."""
    patch = AspectPatch(operations, keys, force_generic=force)
    try:
        document = apply_patch("mlModel", "mlModelProperties", _URN, stored, patch)
    except PatchFailed:
        return
    assert validated(aspect_record("mlModelProperties"), document, "mlModel") == document


_KEY_TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: text.isprintable())


@given(st.lists(_KEY_TEXTS, unique=True, max_size=4), _KEY_TEXTS, _KEY_TEXTS)
def test_adding_and_removing_an_element_restores_the_array(
    names: list[str], name: str, value: str
) -> None:
    """REMOVE undoes the ADD of an element whose key was free, whatever the key looks like."""
    metrics = [{"name": n, "value": "0"} for n in names if n != name]
    pointer = "/trainingMetrics/" + name.replace("~", "~0").replace("/", "~1")
    element = {"name": name, "value": value}
    keys = {"trainingMetrics": ["name"]}
    stored = {"trainingMetrics": metrics}
    added = _apply("mlModelProperties", stored, ("ADD", pointer, json.dumps(element)), keys=keys)
    assert added == {"trainingMetrics": [*metrics, element]}
    assert _apply("mlModelProperties", added, ("REMOVE", pointer, None), keys=keys) == stored


@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_a_map_is_written_entry_by_entry(properties: dict[str, str]) -> None:
    """Any key can be addressed by its escaped pointer; half characters aside."""
    steps = [
        (
            "ADD",
            "/customProperties/" + key.replace("~", "~0").replace("/", "~1"),
            json.dumps(value),
        )
        for key, value in properties.items()
    ]
    stored = _apply("mlModelProperties", {"customProperties": {}}, *steps)
    assert stored == {"customProperties": properties}


@given(st.sampled_from(sorted(entity_spec("mlModel").aspects)), st.data())  # type: ignore[union-attr]  # mlModel is registered
def test_validation_is_idempotent(aspect: str, data: st.DataObject) -> None:
    """What validation lets through, it lets through unchanged."""
    record = aspect_record(aspect)
    values = st.none() | st.text(max_size=3) | st.integers() | st.just({}) | st.just([])
    document = data.draw(st.dictionaries(st.sampled_from(sorted(record.fields)), values))
    try:
        stored = validated(record, document, "mlModel")
    except AspectInvalid:
        return
    assert validated(record, stored, "mlModel") == stored
