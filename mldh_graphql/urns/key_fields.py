"""What DataHub's URNs are made of: the key of every entity type, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["FABRIC_TYPES", "KEY_FIELDS", "KeyField"]

FABRIC_TYPES: Final = frozenset(
    {"DEV", "TEST", "QA", "UAT", "EI", "PRE", "STG", "NON_PROD", "PROD"}
    | {"CORP", "RVW", "PRD", "TST", "SIT", "SBX", "SANDBOX", "CERT"}
)
"""The environments (``env``) that DataHub knows. ``CERT`` needs a server from mid 2026."""


@dataclass(frozen=True, slots=True)
class KeyField:
    """One part of a key.

    Attributes:
        name: What the part is called in messages.
        holds: ``"text"``, ``"env"``, ``"entity type"``, ``"urn"`` for any URN, or the entity type
            of the URN that stands there.
    """

    name: str
    holds: str = "text"

    def __str__(self) -> str:
        return f"<{self.name}>"


_PLATFORM = KeyField("platform URN", "dataPlatform")
_ENV = KeyField("env", "env")
_NAME = KeyField("name")
_ID = KeyField("id")
_ASSET = (_PLATFORM, _NAME, _ENV)
_FEATURE = (KeyField("namespace"), _NAME)

_ONE_PART: Final = (
    "agentSkill",
    "aiAgent",
    "api",
    "application",
    "assertion",
    "businessAttribute",
    "container",
    "corpGroup",
    "corpuser",
    "dataContract",
    "dataHubAccessToken",
    "dataHubAction",
    "dataHubConnection",
    "dataHubExecutionRequest",
    "dataHubFile",
    "dataHubIngestionSource",
    "dataHubOpenAPISchema",
    "dataHubPageModule",
    "dataHubPageTemplate",
    "dataHubPersona",
    "dataHubPolicy",
    "dataHubRole",
    "dataHubSecret",
    "dataHubStepState",
    "dataHubUpgrade",
    "dataHubView",
    "dataPlatform",
    "dataProcessInstance",
    "dataProduct",
    "dataType",
    "document",
    "domain",
    "entityType",
    "erModelRelationship",
    "form",
    "globalSettings",
    "glossaryNode",
    "glossaryTerm",
    "incident",
    "inviteToken",
    "lifecycleStageType",
    "ownershipType",
    "platformResource",
    "post",
    "query",
    "repository",
    "role",
    "searchTemplate",
    "service",
    "structuredProperty",
    "tag",
    "telemetry",
    "test",
)

KEY_FIELDS: Final[dict[str, tuple[KeyField, ...]]] = {
    **dict.fromkeys(_ONE_PART, (_ID,)),
    **dict.fromkeys(("dataset", "mlModel", "mlModelDeployment", "mlModelGroup"), _ASSET),
    **dict.fromkeys(("mlFeature", "mlPrimaryKey"), _FEATURE),
    **dict.fromkeys(("metric", "semanticModel"), (_PLATFORM, KeyField("path"), _ID)),
    "chart": (KeyField("tool"), _ID),
    "dashboard": (KeyField("tool"), _ID),
    "dataFlow": (KeyField("orchestrator"), KeyField("flow id"), KeyField("cluster")),
    "dataHubRetention": (KeyField("entity name"), KeyField("aspect name")),
    "dataJob": (KeyField("data flow URN", "dataFlow"), KeyField("job id")),
    "dataPlatformInstance": (_PLATFORM, KeyField("instance")),
    "dataProcess": (_NAME, KeyField("orchestrator"), _ENV),
    "mlFeatureTable": (_PLATFORM, _NAME),
    "notebook": (KeyField("tool"), _ID),
    "schemaField": (KeyField("parent URN", "urn"), KeyField("field path")),
    "versionSet": (_ID, KeyField("entity type", "entity type")),
}
"""The parts of the key of each entity type that DataHub's registry has."""
