"""Findings as a SARIF 2.1.0 log (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote

from mldh_graphql import __version__
from mldh_graphql.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mldh_graphql.lint.finding import Finding

__all__ = ["sarif_log"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def sarif_log(findings: Sequence[Finding], file: str | None) -> dict[str, Json]:
    """Return the log; every rule is described in it, whether it found something or not."""
    rules: list[Json] = [
        {
            "id": rule.code,
            "name": "".join(word.capitalize() for word in rule.name.split("-")),
            "shortDescription": {"text": rule.summary},
            "help": {"text": rule.fix},
            "defaultConfiguration": {"level": rule.severity.value},
        }
        for rule in RULES
    ]
    driver: dict[str, Json] = {
        "name": "mldh lint",
        "semanticVersion": __version__,
        "rules": rules,
    }
    results: list[Json] = [_result(finding, file) for finding in findings]
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, file: str | None) -> dict[str, Json]:
    index = next(index for index, rule in enumerate(RULES) if rule.code == finding.code)
    location: dict[str, Json] = {
        "logicalLocations": [
            {
                "name": finding.urn.display_name,
                "fullyQualifiedName": str(finding.urn),
                "kind": "resource",
            }
        ]
    }
    if file is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(file.replace("\\", "/"))},
            "region": {"startLine": 1},
        }
    # The same finding keeps its fingerprint while the description around it changes.
    text = f"{finding.code}\n{finding.urn}\n{finding.message}"
    fingerprint = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": f"{finding.urn}: {finding.message}. {finding.fix}"},
        "locations": [location],
        "partialFingerprints": {"finding/v1": fingerprint},
    }
