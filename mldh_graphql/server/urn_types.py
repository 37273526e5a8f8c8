"""Fields that hold URNs: what DataHub asks of the URNs in them."""

from __future__ import annotations

from functools import lru_cache

from mldh_graphql.server.aspects.schema import Enumeration
from mldh_graphql.server.registry import EntitySpec, entity_spec
from mldh_graphql.server.urn_syntax import Urn, UrnSyntaxError

_ENTITY_TYPES = {
    "BusinessAttributeUrn": "businessAttribute",
    "ChartUrn": "chart",
    "CorpGroupUrn": "corpGroup",
    "CorpuserUrn": "corpuser",
    "DashboardUrn": "dashboard",
    "DataFlowUrn": "dataFlow",
    "DataJobUrn": "dataJob",
    "DataPlatformUrn": "dataPlatform",
    "DatasetUrn": "dataset",
    "GlossaryNodeUrn": "glossaryNode",
    "GlossaryTermUrn": "glossaryTerm",
    "MLFeatureUrn": "mlFeature",
    "TagUrn": "tag",
}
"""The only entity type that each of DataHub's typed URN classes accepts."""

_NESTED = {"platform": "DataPlatformUrn", "flow": "DataFlowUrn"}


@lru_cache(maxsize=1024)
def urn_problem(type_name: str, text: str) -> str | None:
    """Why DataHub refuses a URN in a field, whatever relationship the field is about.

    Args:
        type_name: The field's type: ``Urn``, ``TagUrn``, ``DatasetUrn``…
        text: The URN.

    Returns:
        The reason in DataHub's words, or ``None`` if there is none.
    """
    try:
        urn = Urn.parse(text)
    except UrnSyntaxError as error:
        return str(error)
    spec = entity_spec(urn.entity_type)
    if spec is None:
        return f"Failed to find entity with name {urn.entity_type} in EntityRegistry"
    if len(urn.parts) != len(spec.key_fields):
        return part_count_problem(urn)
    if type_name != "Urn" and not _is_typed(type_name, urn, spec):
        return f"Unable to instantiate urn type: {type_name} with urn: {text}"
    return None


@lru_cache(maxsize=1024)
def entity_type_of(text: str) -> str:
    """The entity type of a URN, as written.

    Raises:
        UrnSyntaxError: The text is no URN.
    """
    return Urn.parse(text).entity_type


def part_count_problem(urn: Urn) -> str:
    """What DataHub says when a URN has too many or too few parts."""
    return (
        "Failed to convert urn to entity key: urns parts and key fields do not have same length"
        f" for {urn.text}"
    )


def _is_typed(type_name: str, urn: Urn, spec: EntitySpec) -> bool:
    if urn.namespace != "li" or urn.entity_type != _ENTITY_TYPES.get(type_name):
        return False
    # Unlike the generic class, the typed ones look into their parts.
    for key_field, part in zip(spec.key_fields, urn.parts, strict=True):
        if isinstance(key_field.schema, Enumeration) and part not in key_field.schema.symbols:
            return False
        nested = _NESTED.get(key_field.name)
        if nested is not None and urn_problem(nested, part) is not None:
            return False
    return True
