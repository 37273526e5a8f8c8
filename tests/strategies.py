"""Hypothesis strategies: every noun with values that break naive code."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from mldh_graphql.entities import (
    AuditStamp,
    Dataset,
    HyperParam,
    Link,
    Metric,
    MLExperiment,
    MLModel,
    MLModelGroup,
    MLTrainingRun,
    Owner,
    OwnershipType,
    RunResultType,
)
from mldh_graphql.urns import (
    FABRIC_TYPES,
    CorpGroupUrn,
    CorpUserUrn,
    DataJobUrn,
    DatasetUrn,
    DomainUrn,
    ExperimentUrn,
    GlossaryTermUrn,
    IdUrn,
    MLModelGroupUrn,
    MLModelUrn,
    OwnershipTypeUrn,
    PlatformUrn,
    StructuredPropertyUrn,
    TagUrn,
    TrainingRunUrn,
    VersionSetUrn,
)
from mldh_graphql.urns.rules import encode_part, encoded_length

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from mldh_graphql.changes import AnyEntity
    from mldh_graphql.entities import ValueLike

_NamedValueT = TypeVar("_NamedValueT", Metric, HyperParam)
_IdUrnT = TypeVar("_IdUrnT", bound=IdUrn)
# Older servers cannot show all of them.
_FABRICS = st.sampled_from(sorted(FABRIC_TYPES - {"CERT", "PRD", "SBX", "SIT", "TST"}))

HOSTILE = (
    "",
    "1.0",
    "1e400",
    "true",
    "null",
    "null hypothesis",
    "true story",
    '"quoted"',
    "it's",
    "[1] note",
    "{}",
    '{"a": 1}',
    "a/b",
    "a~b",
    "~1",
    "~0~01",
    "a,b",
    "(a)",
    "100%",
    "%2C",
    "-",
    "_",
    "0",
    "01",
    "/",
    "a/",
    "//",
    " padded ",
    "tab\tline\nbreak",
    "模型",
    "😀",
    "e\u0301",
    "\u202eright to left",
    "\x00",
    "99999999999999999999",
    "urn:li:tag:x",
    "${jndi:ldap://x}",
    "<b>bold</b>",
)
"""Texts that look like JSON, paths, numbers or URNs."""


def hostile_texts(*, min_size: int = 0, max_size: int = 40) -> SearchStrategy[str]:
    """Any text that UTF-8 can carry, and the known troublemakers."""
    anything = st.text(
        alphabet=st.characters(exclude_categories=["Cs"]), min_size=min_size, max_size=max_size
    )
    known = [text for text in HOSTILE if min_size <= len(text) <= max_size]
    return st.sampled_from(known) | anything


def urn_parts() -> SearchStrategy[str]:
    """Texts that can be a part of a URN, `/ ~ , ( ) %` and unicode included."""
    return hostile_texts(min_size=1, max_size=20).filter(_fits_a_urn)


def _fits_a_urn(text: str) -> bool:
    if text != text.strip() or encoded_length(encode_part(text)) > 300:
        return False
    categories = [unicodedata.category(char) for char in text]
    if {"Cc", "Zl", "Zp"} & set(categories):
        return False
    return "Cf" not in (categories[0], categories[-1])


def names() -> SearchStrategy[str]:
    """Names that people see: hostile, but not blank."""
    return hostile_texts(min_size=1).filter(lambda text: bool(text.strip()))


def urls() -> SearchStrategy[str]:
    """Addresses, some of them malformed, as in the tutorial."""
    return st.sampled_from(
        ("https://localhost:5000/#/models/1?a=b&c=~", "https:localhost:5000", "s3://b/k/", "x")
    ) | hostile_texts(min_size=1)


def times() -> SearchStrategy[datetime]:
    """Aware times in any zone, with microseconds, far beyond 32 bits of seconds."""
    return st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
        max_value=datetime(9000, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
        timezones=st.timezones() | st.just(UTC),
    )


def stamps() -> SearchStrategy[AuditStamp]:
    """Stamps with and without an actor."""
    actors = st.none() | urn_parts().map(CorpUserUrn.build)
    moments = times() | st.integers(min_value=1, max_value=2**47)
    return st.builds(AuditStamp, moments, actors)


def values() -> SearchStrategy[ValueLike]:
    """Values of metrics: texts, booleans, integers of any size, floats with NaN and infinity."""
    return hostile_texts() | st.booleans() | st.integers() | st.floats()


def metrics() -> SearchStrategy[list[Metric]]:
    """Metrics with different names."""
    return _named_values(Metric)


def hyper_params() -> SearchStrategy[list[HyperParam]]:
    """Hyper-parameters with different names."""
    return _named_values(HyperParam)


def custom_properties() -> SearchStrategy[dict[str, str]]:
    """Hostile texts by hostile keys."""
    return st.dictionaries(hostile_texts(min_size=1), hostile_texts(), max_size=4)


def owners() -> SearchStrategy[list[Owner]]:
    """Users and groups in built-in and made-up roles."""
    who = urn_parts().map(CorpUserUrn.build) | urn_parts().map(CorpGroupUrn.build)
    roles = st.sampled_from(OwnershipType) | urn_parts().map(OwnershipTypeUrn.build)
    return st.lists(
        st.builds(Owner, who, roles),
        max_size=3,
        unique_by=lambda owner: (owner.urn, owner.type_name),
    )


def links() -> SearchStrategy[list[Link]]:
    """Links to different addresses."""
    return st.lists(
        st.builds(Link, urls(), hostile_texts(), st.none() | stamps()),
        max_size=3,
        unique_by=lambda link: link.url,
    )


def structured_properties() -> SearchStrategy[dict[str, list[str | float]]]:
    """Texts and finite numbers."""
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    some = st.lists(hostile_texts() | numbers, min_size=1, max_size=3)
    return st.dictionaries(_id_urns(StructuredPropertyUrn), some, max_size=2)


@st.composite
def model_groups(draw: DrawFn) -> MLModelGroup:
    """Model groups with any of their fields."""
    return MLModelGroup(
        urn=draw(_asset_urns(MLModelGroupUrn)),
        **draw(_described()),
        **draw(_governed()),
        **draw(_some(last_modified=stamps(), version=names(), training_runs=_runs())),
    )


@st.composite
def models(draw: DrawFn) -> MLModel:
    """Models with any of their fields."""
    fields = draw(
        _some(
            last_modified=stamps(),
            type=hostile_texts(),
            hyper_params=hyper_params(),
            training_metrics=metrics(),
            plain_tags=_unique(hostile_texts(min_size=1)),
            groups=_unique(_asset_urns(MLModelGroupUrn)),
            training_runs=_runs(),
        )
    )
    versions = _some(
        aliases=_unique(names()),
        version_comment=hostile_texts(),
        version_set=urn_parts().map(VersionSetUrn.build),
    )
    if draw(st.booleans()):
        fields |= {"version": draw(names()), **draw(versions)}
    return MLModel(
        urn=draw(_asset_urns(MLModelUrn)), **draw(_described()), **draw(_governed()), **fields
    )


@st.composite
def experiments(draw: DrawFn) -> MLExperiment:
    """Experiments with any of their fields."""
    return MLExperiment(
        urn=draw(_id_urns(ExperimentUrn)),
        **draw(_described()),
        **draw(_governed()),
        **draw(_some(last_modified=stamps(), platform=_id_urns(PlatformUrn))),
    )


@st.composite
def training_runs(draw: DrawFn) -> MLTrainingRun:
    """Runs with any of their fields, at any point of their life."""
    described = draw(_described())
    described.pop("description", None)
    data = _unique(_asset_urns(DatasetUrn) | _asset_urns(MLModelUrn) | _id_urns(TrainingRunUrn))
    fields = draw(
        _some(
            id=hostile_texts(),
            platform=_id_urns(PlatformUrn),
            output_urls=_unique(urls()),
            hyper_params=hyper_params(),
            training_metrics=metrics(),
            experiment=_id_urns(ExperimentUrn),
            inputs=data,
            outputs=data,
        )
    )
    moments = sorted(draw(st.lists(times(), min_size=2, max_size=2)))
    life = draw(_some(start_timestamp=st.just(moments[0]), end_timestamp=st.just(moments[1])))
    if life:
        life |= draw(_some(attempt=st.integers(0, 2**31 - 1)))
    if "end_timestamp" in life and draw(st.booleans()):
        life["run_result"] = draw(st.sampled_from(RunResultType))
        life |= draw(_some(native_result_type=names()))
    return MLTrainingRun(urn=draw(_id_urns(TrainingRunUrn)), **described, **fields, **life)


@st.composite
def datasets(draw: DrawFn) -> Dataset:
    """Data sets with any of their fields."""
    return Dataset(
        urn=draw(_asset_urns(DatasetUrn)),
        **draw(_described()),
        **draw(_governed()),
        **draw(
            _some(
                last_modified=stamps(),
                qualified_name=names(),
                sub_types=_unique(hostile_texts(min_size=1)),
            )
        ),
    )


def entities() -> SearchStrategy[AnyEntity]:
    """Any noun."""
    return st.one_of(model_groups(), models(), experiments(), training_runs(), datasets())


def _some(**fields: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    """Any of the fields, or none of them."""
    return st.fixed_dictionaries({}, optional=fields)


def _described() -> SearchStrategy[dict[str, Any]]:
    return _some(
        name=names(),
        description=hostile_texts(),
        custom_properties=custom_properties(),
        external_url=urls(),
        created=stamps(),
    )


def _governed() -> SearchStrategy[dict[str, Any]]:
    return _some(
        tags=_unique(_id_urns(TagUrn)),
        # A term whose name is a dot makes DataHub fail to show the whole entity.
        terms=_unique(_id_urns(GlossaryTermUrn).filter(lambda urn: urn.id.strip(".") != "")),
        owners=owners(),
        domain=_id_urns(DomainUrn),
        links=links(),
        structured_properties=structured_properties(),
    )


def _named_values(kind: type[_NamedValueT]) -> SearchStrategy[list[_NamedValueT]]:
    one = st.builds(
        kind,
        hostile_texts(min_size=1),
        values(),
        st.none() | hostile_texts(),
        st.none() | times(),
    )
    return st.lists(one, max_size=4, unique_by=lambda value: value.name)


def _unique(elements: SearchStrategy[Any]) -> SearchStrategy[list[Any]]:
    return st.lists(elements, max_size=3, unique=True)


def _runs() -> SearchStrategy[list[Any]]:
    jobs = urn_parts().map(lambda job: DataJobUrn.build(job, "urn:li:dataFlow:(airflow,f,PROD)"))
    return _unique(_id_urns(TrainingRunUrn) | jobs)


def _id_urns(kind: type[_IdUrnT]) -> SearchStrategy[_IdUrnT]:
    return urn_parts().map(kind.build)


def _asset_urns(kind: type[Any]) -> SearchStrategy[Any]:
    return st.builds(
        kind.build, urn_parts(), st.sampled_from(("mlflow", "vertexai", "模")), _FABRICS
    )
