"""Why what acryl-datahub writes differs from what is written here, field by field."""

from __future__ import annotations

from tools.parity.differences import NOTHING, Reason

_RUNS = "dataProcessInstance"
_MODELS = "(mlModel|mlModelGroup)"


def tutorial_reasons() -> list[Reason]:
    """Why the tutorial's calls leave something else when they are made with the SDK."""
    return [
        Reason(
            r"container\.browsePathsV2\.path.*",
            "The tutorial's client writes an empty path, so that DataHub does not add its default.",
        ),
        Reason(
            r".*\.(customProperties|tags|aliases)",
            "The SDK writes empty maps and lists; mldh_graphql writes what you pass.",
            ours=NOTHING,
            theirs=r"\{\}|\[\]",
        ),
        Reason(
            rf"{_MODELS}\.\w+\.(created|lastModified)\.(time|actor)",
            "The tutorial's client makes up times of creation and change: the moment of the call.",
            ours=NOTHING,
        ),
        Reason(
            r"mlModelGroup\.mlModelGroupProperties",
            "A group of which nothing is said: its aspect is written all the same, so that the "
            "group has one.",
            ours=r"\{\}",
            theirs=NOTHING,
        ),
        Reason(
            r"mlModel\.versionProperties\.sortId",
            "The tutorial's sort id is the text of a Python object, by which 9 comes after 10; "
            "ours orders versions as people do.",
        ),
        Reason(
            r"mlModel\.versionProperties\.versionSet|versionSet\..*",
            "The tutorial names a version set after the model's id alone; ours has the platform "
            "and the environment in it, so that equal ids do not meet in one set.",
        ),
        Reason(
            rf"{_RUNS}\.dataPlatformInstance",
            "The tutorial's runs have no platform; DataHub derives none for runs.",
            theirs=NOTHING,
        ),
        Reason(
            rf"{_RUNS}\.dataProcessInstanceProperties.*",
            "A run has its name, time of creation and address here, too; the tutorial's simple "
            "run has no name at all.",
            theirs=NOTHING,
        ),
        Reason(
            rf"{_RUNS}\.dataProcessInstance(Input|Output)\.(inputs|outputs)(\[.*\])?",
            "The plain lists are written as well as the edges, so that both of DataHub's "
            "relationships are there.",
        ),
        Reason(
            rf"{_RUNS}\.dataProcessInstanceRunEvent\.\[.*\]\.messageId",
            "Events have an id of their own, so that sending one again replaces it.",
            theirs=NOTHING,
        ),
        Reason(
            rf"{_RUNS}\.dataProcessInstanceRunEvent\.\[.*\]\.(attempt|partitionSpec\..*)",
            "The SDK writes the schema's default partition, and the tutorial the attempt 1.",
            ours=NOTHING,
        ),
    ]


def ingestion_reasons() -> list[Reason]:
    """Why the server holds something else than the official source sends."""
    return [
        Reason(
            r"\w+\.\w+Key",
            "The key aspect: the parts of the URN, which DataHub writes with the first aspect.",
            theirs=NOTHING,
        ),
        Reason(
            r"\w+\.(browsePathsV2|dataPlatformInstance)",
            "DataHub's defaults, written with the first aspect of an entity.",
            theirs=NOTHING,
        ),
        Reason(
            r"mlModel\.versionProperties\.isLatest|versionSet\.versionSetProperties",
            "DataHub makes the version set, and marks its latest version.",
            theirs=NOTHING,
        ),
        Reason(
            r"(dataHubIngestionSource|dataHubExecutionRequest|dataJob)\..*",
            "The pipeline's own records: what ran, when, and the checkpoint of its state.",
            theirs=NOTHING,
        ),
    ]
