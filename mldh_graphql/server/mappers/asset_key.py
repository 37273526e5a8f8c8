"""The key of models, model groups and datasets: platform, name and environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mldh_graphql.server.exceptions import IllegalArgumentException
from mldh_graphql.server.mappers import aspect_fields as fields

if TYPE_CHECKING:
    from mldh_graphql.server.urn import Urn

FABRIC_TYPES = frozenset(
    [
        "CERT",
        "CORP",
        "DEV",
        "EI",
        "NON_PROD",
        "PRD",
        "PRE",
        "PROD",
        "QA",
        "RVW",
        "SANDBOX",
        "SBX",
        "SIT",
        "STG",
        "TEST",
        "TST",
        "UAT",
    ]
)
"""The environments that the GraphQL enum knows."""


@dataclass(frozen=True, slots=True)
class AssetKey:
    """What the URN of a model, a model group or a dataset says.

    Attributes:
        platform: The platform's URN.
        name: The name as it is written in the URN.
        origin: The environment.
    """

    platform: Urn
    name: str
    origin: str


def asset_key(urn: Urn) -> AssetKey:
    """Read the key of a model, a model group or a dataset from its URN.

    Args:
        urn: A URN of three parts.

    Raises:
        IllegalArgumentException: The environment is unknown.
        TemplateOutputCastException: The platform is not a URN.
    """
    platform, name, origin = urn.parts
    if origin not in FABRIC_TYPES:
        raise IllegalArgumentException(
            "No enum constant com.linkedin.datahub.graphql.generated.FabricType.$UNKNOWN"
        )
    return AssetKey(fields.parsed_urn(platform), name, origin)
