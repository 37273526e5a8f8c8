"""What stays of a document when the references to an entity are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mldh_graphql.server.references import without_reference
from mldh_graphql.server.registry import aspect_record

if TYPE_CHECKING:
    from mldh_graphql.server.json_types import JsonObject

GONE = "urn:li:corpuser:gone"
OTHER = "urn:li:corpuser:other"


@pytest.mark.parametrize(
    ("aspect", "document", "left"),
    [
        pytest.param("mlModelProperties", {"name": "n"}, {"name": "n"}, id="nothing to do"),
        pytest.param(
            "mlModelProperties",
            {"trainingJobs": [GONE, OTHER]},
            {"trainingJobs": [OTHER]},
            id="element of a list",
        ),
        pytest.param(
            "mlModelProperties",
            {"created": {"time": 1, "actor": GONE}},
            {"created": {"time": 1}},
            id="optional field",
        ),
        pytest.param(
            "ownership",
            {"owners": [{"owner": GONE, "type": "NONE"}, {"owner": OTHER, "type": "NONE"}]},
            {"owners": [{"owner": OTHER, "type": "NONE"}]},
            id="required field of an element",
        ),
        pytest.param(
            "ownership",
            {"owners": [], "ownerTypes": {"t": [GONE]}},
            {"owners": [], "ownerTypes": {"t": []}},
            id="list in a map",
        ),
        pytest.param(
            "structuredProperties",
            {"properties": [{"propertyUrn": OTHER, "values": [{"string": GONE}]}]},
            {"properties": [{"propertyUrn": OTHER, "values": []}]},
            id="member of a union",
        ),
        pytest.param("container", {"container": GONE}, None, id="nothing can stay"),
        pytest.param("postInfo", {"x": {"y": GONE, "z": 1}}, {"x": {"z": 1}}, id="unknown record"),
    ],
)
def test_what_cannot_be_without_it_goes(
    aspect: str, document: JsonObject, left: JsonObject | None
) -> None:
    """Optional parts go alone, required ones take their record with them."""
    assert without_reference(document, aspect_record(aspect), GONE) == left
