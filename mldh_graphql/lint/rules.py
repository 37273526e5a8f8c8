"""The rules, with their codes. A code never changes its meaning, and is never used again."""

from __future__ import annotations

from typing import Final

from mldh_graphql.lint.finding import Rule, Severity

__all__ = [
    "DANGLING_LINK",
    "DUPLICATE_ALIAS",
    "DUPLICATE_SORT_ID",
    "FAILED_RUN_REGISTERED",
    "INPUT_IS_OUTPUT",
    "LINK_TO_REMOVED",
    "LONG_LIST",
    "MALFORMED_URL",
    "METRIC_WITHOUT_NUMBER",
    "MLFLOW_DUPLICATE",
    "MODEL_WITHOUT_GROUP",
    "MODEL_WITHOUT_RUN",
    "NO_LINEAGE",
    "RULES",
    "RUN_WITHOUT_EXPERIMENT",
    "RUN_WITHOUT_STATE",
    "SCATTERED_VERSIONS",
    "VERSION_MISSING",
]

RUN_WITHOUT_EXPERIMENT: Final = Rule(
    "ML001",
    "run-without-experiment",
    Severity.WARNING,
    "Every training run belongs to an experiment.",
    "Put it into one: experiment=, or add_run_to_experiment().",
)
MODEL_WITHOUT_GROUP: Final = Rule(
    "ML002",
    "model-without-group",
    Severity.WARNING,
    "Every version of a model belongs to a model group.",
    "Add it to one: groups=, or add_model_to_model_group().",
)
FAILED_RUN_REGISTERED: Final = Rule(
    "ML003",
    "failed-run-registered",
    Severity.ERROR,
    "Only a run that succeeded produces a model that is registered.",
    "Link the run that succeeded, or correct this run's result.",
)
MODEL_WITHOUT_RUN: Final = Rule(
    "ML004",
    "model-without-run",
    Severity.WARNING,
    "Every model says which run (or job) trained it.",
    "Say it: training_runs=, or add_run_to_model().",
)
DUPLICATE_SORT_ID: Final = Rule(
    "ML005",
    "duplicate-sort-id",
    Severity.ERROR,
    "No two versions of a version set have the same version or sort id.",
    "Give one of them another version; DataHub cannot tell which of two is the latest.",
)
NO_LINEAGE: Final = Rule(
    "ML006",
    "no-lineage",
    Severity.ERROR,
    "What a run reads and writes is linked by edges; DataHub takes nothing else as lineage.",
    "Link it again: add_input_datasets_to_run(), add_output_datasets_to_run() write the edges.",
)
MLFLOW_DUPLICATE: Final = Rule(
    "ML007",
    "mlflow-duplicate",
    Severity.WARNING,
    "What DataHub's own MLflow source writes is not written again under another URN.",
    "Use the URN of DataHub's MLflow source, or stop one of the two.",
)
LONG_LIST: Final = Rule(
    "ML008",
    "long-list",
    Severity.WARNING,
    "No list of an entity grows without bound: DataHub reads and writes it whole.",
    "Keep the last values only, or spread them over several entities.",
)
DANGLING_LINK: Final = Rule(
    "ML009",
    "dangling-link",
    Severity.ERROR,
    "Every link leads to something that exists.",
    "Create what it leads to, or remove the link.",
)
LINK_TO_REMOVED: Final = Rule(
    "ML010",
    "link-to-soft-deleted",
    Severity.WARNING,
    "Nothing is linked to what is soft-deleted, since lineage and pages hide it.",
    "Show it again with restore(), or remove the link.",
)
RUN_WITHOUT_STATE: Final = Rule(
    "ML011",
    "run-without-state",
    Severity.NOTE,
    "Every run says when it started, and how it ended.",
    "Say it: start_timestamp=, end_timestamp= and run_result=.",
)
DUPLICATE_ALIAS: Final = Rule(
    "ML012",
    "duplicate-alias",
    Severity.ERROR,
    "No two versions of a version set have the same alias.",
    "Take it away from the one that it no longer means: remove_version_alias().",
)
VERSION_MISSING: Final = Rule(
    "ML013",
    "version-missing",
    Severity.NOTE,
    "A model in a model group has a version.",
    "Say it: version=, or set_version().",
)
SCATTERED_VERSIONS: Final = Rule(
    "ML014",
    "scattered-versions",
    Severity.WARNING,
    "The versions in one model group are in one version set, or none of them is its latest.",
    "Give them one version_set=.",
)
INPUT_IS_OUTPUT: Final = Rule(
    "ML015",
    "input-is-output",
    Severity.WARNING,
    "A run does not write what it reads: lineage would go round in a circle.",
    "Give what it writes an entity of its own.",
)
METRIC_WITHOUT_NUMBER: Final = Rule(
    "ML016",
    "metric-without-number",
    Severity.NOTE,
    "A metric is a finite number.",
    "Leave it out, or put it into custom_properties.",
)
MALFORMED_URL: Final = Rule(
    "ML017",
    "malformed-url",
    Severity.WARNING,
    "An address that DataHub shows as a link can be followed.",
    "Write scheme and host: https://host/path.",
)

RULES: Final = (
    RUN_WITHOUT_EXPERIMENT,
    MODEL_WITHOUT_GROUP,
    FAILED_RUN_REGISTERED,
    MODEL_WITHOUT_RUN,
    DUPLICATE_SORT_ID,
    NO_LINEAGE,
    MLFLOW_DUPLICATE,
    LONG_LIST,
    DANGLING_LINK,
    LINK_TO_REMOVED,
    RUN_WITHOUT_STATE,
    DUPLICATE_ALIAS,
    VERSION_MISSING,
    SCATTERED_VERSIONS,
    INPUT_IS_OUTPUT,
    METRIC_WITHOUT_NUMBER,
    MALFORMED_URL,
)
"""All rules, by code."""
