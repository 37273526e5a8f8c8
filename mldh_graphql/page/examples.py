"""Operations to begin with in the explorer: the questions of DataHub's tutorial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Example:
    """An operation that somebody can run and change.

    Attributes:
        slug: How addresses name it.
        title: What it asks.
        document: The operation.
        variables: Its variables, as JSON.
    """

    slug: str
    title: str
    document: str
    variables: str = "{}"


_MODEL: Final = '{\n  "urn": "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)"\n}'

EXAMPLES: Final = (
    Example(
        "models",
        "Which models are there?",
        """\
query findModels($query: String!) {
  searchAcrossEntities(
    input: { types: [MLMODEL], query: $query, count: 10 }
  ) {
    total
    searchResults {
      entity {
        urn
        ... on MLModel {
          properties {
            name
          }
          versionProperties {
            version {
              versionTag
            }
          }
        }
      }
    }
  }
}
""",
        '{\n  "query": "*"\n}',
    ),
    Example(
        "model",
        "What is known of a model?",
        """\
query getModel($urn: String!) {
  mlModel(urn: $urn) {
    exists
    properties {
      name
      description
      trainingMetrics {
        name
        value
      }
      hyperParams {
        name
        value
      }
      customProperties {
        key
        value
      }
      groups {
        urn
      }
    }
    versionProperties {
      version {
        versionTag
      }
      aliases {
        versionTag
      }
    }
  }
}
""",
        _MODEL,
    ),
    Example(
        "run",
        "How did a training run end?",
        """\
query getRun($urn: String!) {
  dataProcessInstance(urn: $urn) {
    exists
    properties {
      name
      created {
        time
      }
    }
    mlTrainingRunProperties {
      id
      outputUrls
      trainingMetrics {
        name
        value
      }
    }
    state(limit: 1) {
      status
      timestampMillis
      result {
        resultType
      }
    }
    parentContainers {
      containers {
        urn
      }
    }
  }
}
""",
        '{\n  "urn": "urn:li:dataProcessInstance:simple_training_run_4"\n}',
    ),
    Example(
        "lineage",
        "What was a model made from?",
        """\
query getLineage($urn: String!) {
  entity(urn: $urn) {
    urn
    ... on EntityWithRelationships {
      lineage(input: { direction: UPSTREAM, start: 0, count: 100 }) {
        total
        relationships {
          type
          entity {
            urn
          }
        }
      }
    }
  }
}
""",
        _MODEL,
    ),
    Example(
        "description",
        "Change a description",
        """\
mutation describe($input: DescriptionUpdateInput!) {
  updateDescription(input: $input)
}
""",
        """\
{
  "input": {
    "resourceUrn": "urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)",
    "description": "Forecasts how many passengers will fly"
  }
}""",
    ),
)

BY_SLUG: Final = {example.slug: example for example in EXAMPLES}
