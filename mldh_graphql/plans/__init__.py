"""From a description to what has to change: plan, and report of what was applied."""

from mldh_graphql.plans.differences import Difference
from mldh_graphql.plans.plan import Plan
from mldh_graphql.plans.report import ApplyReport
from mldh_graphql.plans.steps import Action, Step

__all__ = ["Action", "ApplyReport", "Difference", "Plan", "Step"]
