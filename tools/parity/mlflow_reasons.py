"""Why a sync leaves something else than DataHub's own MLflow source sends."""

from __future__ import annotations

from tools.parity.differences import Reason

_PROPERTIES = "(dataProcessInstance|mlModel|mlModelGroup|container)"
_DATASET = r"dataset\.datasetProperties\.customProperties"

REASONS = (
    (
        r"\w+\.status(\.removed)?",
        "Nothing is restored that people have hidden in DataHub; that an entity is there needs no "
        "aspect.",
    ),
    (
        r"(tag|mlModel|mlModelGroup|versionSet|platformResource|dataset|dataProcessInstance|"
        r"container)\.(\w+Key|versionSetProperties)",
        "DataHub's server adds it.",
    ),
    (
        r"(mlModel|mlModelGroup|tag|dataset)\.(dataPlatformInstance|browsePathsV2).*",
        "DataHub's server adds it.",
    ),
    (
        rf"{_PROPERTIES}\.\w+Properties\.externalUrl",
        "Experiments, runs and models lead to MLflow's pages; names are encoded in addresses.",
    ),
    (
        r"dataProcessInstance\.mlTrainingRunProperties\.(externalUrl|customProperties)",
        "DataHub's pages show this address; an empty map is not written.",
    ),
    (
        r"container\.containerProperties\.(created|lastModified)\.time",
        "When an experiment was made and changed is known to MLflow.",
    ),
    (
        r"container\.containerProperties\.customProperties\.(id|platform|artifacts_location|"
        r"mlflow\.tag\..*)",
        "A tag of the same name does not shadow what tells the experiment; it is kept as "
        "`mlflow.tag.…`.",
    ),
    (
        r"container\.containerProperties\.customProperties\.mlflow\.experiment_id",
        "MLflow's id of an experiment, which its name is not.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceProperties\.customProperties(\..*)?",
        "All tags of a run, its note, its status, how it used data sets, and what its metrics did; "
        "the source loses them all.",
    ),
    (
        r"dataProcessInstance\.mlTrainingRunProperties\.trainingMetrics\[.*\]\.createdAt",
        "When a metric was measured.",
    ),
    (
        r"mlModel\.mlModelProperties\.trainingMetrics\[.*\]\.createdAt",
        "When a metric was measured.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstance(Input|Output)\.(inputs|outputs)(\[.*\])?",
        "The plain lists are written as well as the edges, so that both of DataHub's "
        "relationships are there.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceOutput\.outputEdges\[.*\](\..*)?",
        "All versions and logged models of a run, not one of them.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstance(Output|Input)",
        "Runs that only logged or read models of MLflow 3 have lineage, too.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceRelationships",
        "Nested runs: what a run is part of.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceRunEvent",
        "A run that has not ended has started.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceRunEvent\.\[STARTED\].*",
        "Runs have started before they end.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceRunEvent\.\[COMPLETE\]\.result\.nativeResultType",
        "MLflow's own word for how a run ended: `KILLED` and `SKIPPED` are not the same.",
    ),
    (
        r"dataProcessInstance\.dataProcessInstanceRunEvent\.\[COMPLETE\]\.(messageId|"
        r"partitionSpec\..*)",
        "Events have an id of their own, so that sending one again replaces it; a partition means "
        "nothing for a run.",
    ),
    (
        r"mlModelGroup\.mlModelGroupProperties\.(customProperties\.mlflow\.alias\..*)",
        "Which version an alias means; the source loses aliases.",
    ),
    (
        r"mlModelGroup\.mlModelGroupProperties\.version\..*",
        "The newest version, not that of an arbitrary stage; nobody is made up who said so.",
    ),
    (
        r"mlModelGroup\.mlModelGroupProperties\.description",
        "Without a description nothing is written, rather than an empty one.",
    ),
    (
        r"mlModel\.mlModelProperties\.customProperties\.mlflow\.(source|run_id|run_link|model_id|"
        r"status)",
        "Where a version came from; the source loses it.",
    ),
    (
        r"(dataProcessInstance|mlModel|mlModelGroup)\.\w+\.(customProperties|tags|hyperParams|trainingMetrics|"
        r"trainingJobs)",
        "Empty maps and lists are not written.",
    ),
    (
        r"mlModel\.mlModelProperties\.trainingJobs\[.*\]",
        "No links to runs that were deleted and are never written.",
    ),
    (
        r"mlModel\.versionProperties\.aliases(\[.*)?",
        "The aliases of a version; the source finds none.",
    ),
    (
        r"mlModel\.versionProperties\.(version\.metadataAttribution|isLatest).*",
        "Nobody is made up who said so; which version is the latest DataHub's server computes.",
    ),
    (
        rf"{_DATASET}\.mlflow\.dataset\..*",
        "Digest, source and profile of a data set, and which run knew them; the source loses them.",
    ),
    (
        r"dataset\.datasetProfile.*",
        "Rows, columns and bytes of a data set, at the time of the run; the source loses them.",
    ),
    (
        rf"{_DATASET}(\.mlflow\.data\.context|\.\w+)?",
        "How a run used a data set is said of the run (`mlflow.inputs`), not of the data set, "
        "where each run would overwrite it.",
    ),
    (
        r"dataset\.datasetProperties\.externalUrl",
        "Where people can look at the data.",
    ),
    (
        r"dataset\.schemaMetadata\.fields\[.*\]\.nullable",
        "Columns that may be empty are known to MLflow.",
    ),
    (
        r"dataset\.schemaMetadata\.(created|lastModified)\..*",
        "Nobody is made up who made it, at no time.",
    ),
    (
        r"dataset\.upstreamLineage\.fineGrainedLineages",
        "DataHub's server adds it.",
    ),
    (
        r"dataset\.schemaMetadata.*",
        "A data set is as the newest run knew it, not the oldest.",
    ),
    (
        r"dataset\.upstreamLineage.*",
        "The upstream is where the data came from, not what MLflow calls them.",
    ),
)
"""Patterns of places, and why they differ."""


def mlflow_reasons() -> list[Reason]:
    """The reasons, none of which has explained anything yet."""
    return [Reason(place, text) for place, text in REASONS]
