"""Words and values: durations, statuses, descriptions, columns, addresses."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldh_graphql.entities import MLTrainingRun
from mldh_graphql.page.addresses import web_address
from mldh_graphql.page.columns import columns_of
from mldh_graphql.page.documentation import documentation
from mldh_graphql.page.wording import duration, platform_name, run_status

if TYPE_CHECKING:
    from collections.abc import Mapping

RUN = "urn:li:dataProcessInstance:r"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 ms"),
        (timedelta(milliseconds=350), "350 ms"),
        (timedelta(seconds=1), "1 sec"),
        (timedelta(seconds=59.94), "59.9 sec"),
        (timedelta(seconds=61), "1 min 1 sec"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h"),
    ],
)
def test_durations_have_two_units_at_most(length: timedelta, said: str) -> None:
    """As the tutorial's picture says: 1 sec."""
    assert duration(length) == said


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, ("unknown", "Unknown"), id="nothing said"),
        pytest.param({"start_timestamp": 1}, ("started", "Running"), id="started"),
        pytest.param({"end_timestamp": 1}, ("complete", "Complete"), id="ended somehow"),
        pytest.param(
            {"end_timestamp": 1, "run_result": "UP_FOR_RETRY"},
            ("up_for_retry", "Up for retry"),
            id="result",
        ),
    ],
)
def test_a_runs_status_is_in_words(
    fields: Mapping[str, int | str], status: tuple[str, str]
) -> None:
    """A run without a result is not a failed one."""
    assert run_status(MLTrainingRun(urn=RUN, **fields)) == status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("platform", "name"), [("mlflow", "MLflow"), ("MLFLOW", "MLflow"), ("my-own", "my-own")]
)
def test_known_platforms_have_names(platform: str, name: str) -> None:
    """Others are shown as they are called."""
    assert platform_name(platform) == name


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "javascript://host/%0aalert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https:localhost:5000",
        "//evil.example",
        "http://",
        "http://[",
        "",
        None,
    ],
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    """Anything else is shown as text."""
    assert web_address(address) is None


@pytest.mark.parametrize("address", ["http://a", "https://a.b/c?d#e", "HTTPS://A.B"])
def test_web_addresses_become_links(address: str) -> None:
    """As they were written."""
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("# Top", "<h3>Top</h3>\n", id="headings are below the page's"),
        pytest.param("###### Low", "<h6>Low</h6>\n", id="headings end somewhere"),
        pytest.param("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n", id="HTML is text"),
        pytest.param("[x](javascript:a)", "<p>[x](javascript:a)</p>\n", id="no script links"),
        pytest.param(
            "![chart](https://a.b/c.png)",
            '<p><a href="https://a.b/c.png" rel="noopener noreferrer nofollow">chart</a></p>\n',
            id="pictures are links",
        ),
        pytest.param(
            "[![badge](https://a.b/c.svg)](https://d.e)",
            '<p><a href="https://d.e" rel="noopener noreferrer nofollow">badge</a></p>\n',
            id="no link in a link",
        ),
        pytest.param("![](https://a.b/c.png)", None, id="pictures without words"),
    ],
)
def test_descriptions_are_harmless_markdown(text: str, html: str | None) -> None:
    """Showing one loads nothing and runs nothing."""
    shown = str(documentation(text))

    assert shown == html if html is not None else ">https://a.b/c.png</a>" in shown


@given(st.text(alphabet="<>&\"'`[]()!#*_-|~=:/\\ \n\tabcimgscriptonerrorjavascript"))
def test_no_description_makes_other_elements(text: str) -> None:
    """Whatever somebody writes."""
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", str(documentation(text))))

    known = "a blockquote br code em h3 h4 h5 h6 hr li ol p pre s strong ul"
    assert tags <= set(f"{known} table tbody td th thead tr".split())


def test_columns_of_nested_schemas_have_readable_names() -> None:
    """DataHub writes types into the paths of nested fields."""
    path = "[version=2.0].[type=struct].address.[type=array].[type=string].zip"
    aspects = {
        "schemaMetadata": {
            "fields": [
                {"fieldPath": path, "nativeDataType": "TEXT", "isPartOfKey": True},
                {"fieldPath": "plain.name", "type": {"type": {"com.x.NumberType": {}}}},
            ]
        },
        "editableSchemaMetadata": {
            "editableSchemaFieldInfo": [{"fieldPath": "plain.name", "description": "Edited"}]
        },
    }

    nested, plain = columns_of(aspects)

    assert (nested.path, nested.type, nested.part_of_key) == ("address.zip", "TEXT", True)
    assert (plain.path, plain.type, plain.description) == ("plain.name", "number", "Edited")


def test_a_dataset_without_schema_has_no_columns() -> None:
    """Nothing is invented."""
    assert columns_of({}) == ()
    assert columns_of({"schemaMetadata": {"fields": None}}) == ()
