"""What the pytest plugin is made of: `DataHubFixture`, what it expects, and how it is set up.

Tests take the fixtures ``datahub``, ``datahub_client`` and ``datahub_url``, and import from here
only to say types: ``def test_pipeline(datahub: DataHubFixture) -> None``.
"""

from mldh_graphql.local import Fault, RecordedRequest, StoredAspect
from mldh_graphql.testing.datahub import DataHubFixture
from mldh_graphql.testing.expectations import (
    DatasetExpectation,
    Expectations,
    ExperimentExpectation,
    ModelExpectation,
    ModelGroupExpectation,
    TrainingRunExpectation,
)

__all__ = [
    "DataHubFixture",
    "DatasetExpectation",
    "Expectations",
    "ExperimentExpectation",
    "Fault",
    "ModelExpectation",
    "ModelGroupExpectation",
    "RecordedRequest",
    "StoredAspect",
    "TrainingRunExpectation",
]
