"""Expectations that explain themselves when they are not met."""

from mldh_graphql.testing.expectations.dataset import DatasetExpectation
from mldh_graphql.testing.expectations.expectations import Expectations
from mldh_graphql.testing.expectations.experiment import ExperimentExpectation
from mldh_graphql.testing.expectations.model import ModelExpectation
from mldh_graphql.testing.expectations.model_group import ModelGroupExpectation
from mldh_graphql.testing.expectations.training_run import TrainingRunExpectation

__all__ = [
    "DatasetExpectation",
    "Expectations",
    "ExperimentExpectation",
    "ModelExpectation",
    "ModelGroupExpectation",
    "TrainingRunExpectation",
]
