"""Will somebody be misled by this system? Rules with codes, severities and fixes."""

from mldh_graphql.lint.finding import Finding, Rule, Severity
from mldh_graphql.lint.linter import lint_description
from mldh_graphql.lint.report import LintReport
from mldh_graphql.lint.rules import RULES

__all__ = ["RULES", "Finding", "LintReport", "Rule", "Severity", "lint_description"]
