"""Documents that are checked quickly are stored, or refused, as if they were not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.server import records
from mldh_graphql.server.aspects.schema import (
    ArrayOf,
    Enumeration,
    MapOf,
    Record,
    Schema,
    UnionOf,
    UrnType,
)
from mldh_graphql.server.json_types import JsonObject, JsonValue
from mldh_graphql.server.plain_records import NotPlain
from mldh_graphql.server.records import validated
from mldh_graphql.server.registry import aspect_record

ASPECTS = [
    ("mlModel", "mlModelProperties"),
    ("mlModelGroup", "mlModelGroupProperties"),
    ("dataProcessInstance", "dataProcessInstanceProperties"),
    ("dataProcessInstance", "dataProcessInstanceInput"),
    ("dataProcessInstance", "mlTrainingRunProperties"),
    ("dataProcessInstance", "dataProcessInstanceRunEvent"),
    ("container", "containerProperties"),
    ("dataset", "ownership"),
    ("dataset", "globalTags"),
    ("dataset", "upstreamLineage"),
    ("mlModel", "versionProperties"),
    ("mlModel", "structuredProperties"),
]
URNS = st.sampled_from(
    [
        "urn:li:mlModel:(urn:li:dataPlatform:mlflow,m,PROD)",
        "urn:li:dataset:(urn:li:dataPlatform:s3,a,PROD)",
        "urn:li:dataProcessInstance:r",
        "urn:li:corpuser:ada",
        "urn:li:tag:t",
        "urn:li:martian:x",
        "urn:li:tag:a,b)",
    ]
)
ODD: st.SearchStrategy[JsonValue] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3)
)


def values(schema: Schema, depth: int = 0) -> st.SearchStrategy[JsonValue]:
    """Values of a schema: mostly good ones."""
    return st.one_of(*[_good(schema, depth)] * 9, ODD)


def _good(schema: Schema, depth: int) -> st.SearchStrategy[JsonValue]:  # noqa: PLR0911 - a case each
    match schema:
        case Record():
            return st.just({}) if depth > 3 else documents(schema, depth + 1).map(dict)
        case ArrayOf():
            return st.lists(values(schema.items, depth + 1), max_size=2).map(list)
        case MapOf():
            return st.dictionaries(
                st.text(max_size=2), values(schema.values, depth + 1), max_size=2
            )
        case UnionOf():
            pairs = [
                st.fixed_dictionaries({name: values(member, depth + 1)}).map(dict)
                for name, member in schema.members.items()
            ]
            return st.one_of(*pairs)
        case Enumeration():
            return st.sampled_from(sorted(schema.symbols))
        case UrnType():
            return URNS
    if schema.name == "string":
        return st.text(max_size=3)
    if schema.name == "boolean":
        return st.booleans()
    return st.one_of(st.integers(-9, 9), st.floats(-9, 9))


def documents(record: Record, depth: int = 0) -> st.SearchStrategy[JsonObject]:
    """Documents of a record; some lack something, or have something that is not known."""
    required = {
        name: values(field.schema, depth) for name, field in record.fields.items() if field.required
    }
    optional: dict[str, st.SearchStrategy[JsonValue]] = {
        name: values(field.schema, depth)
        for name, field in record.fields.items()
        if not field.required
    }
    few = {name: optional[name] for name in sorted(optional)[:6]}
    return st.one_of(
        st.fixed_dictionaries(required, optional=few),
        st.fixed_dictionaries(required, optional=optional),
        st.fixed_dictionaries({}, optional={**few, **required, "unknown": ODD}),
    )


CASES = st.sampled_from(ASPECTS).flatmap(
    lambda case: documents(aspect_record(case[1])).map(lambda document: (*case, document))
)


@given(CASES)
def test_checking_quickly_changes_nothing(case: tuple[str, str, JsonObject]) -> None:
    """What is stored, in which order, with which types, and every word of a refusal."""
    entity_type, aspect, document = case

    quickly = _outcome(entity_type, aspect, document)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_plain_copy", lambda *_: _never)
        closely = _outcome(entity_type, aspect, document)
    assert quickly == closely


def _outcome(entity_type: str, aspect: str, document: JsonObject) -> str:
    try:
        return json.dumps(validated(aspect_record(aspect), document, entity_type))
    except records.AspectInvalid as error:
        return f"{error.java_name}: {error}"


def _never(_document: JsonValue) -> JsonValue:
    raise NotPlain


def test_a_plain_document_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow way is not gone for it."""
    document: JsonObject = {
        "name": "n",
        "hyperParams": [{"name": "lr", "value": "0.1"}],
        "customProperties": {"a": "b"},
        "trainingJobs": ["urn:li:dataProcessInstance:r"],
        "date": 5.9,
    }
    monkeypatch.setattr(records, "_as_read", None)

    stored = validated(aspect_record("mlModelProperties"), document, "mlModel")

    assert stored == {**document, "date": 5}
    assert stored["hyperParams"] is not document["hyperParams"]
