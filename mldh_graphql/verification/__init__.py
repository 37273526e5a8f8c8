"""Is everything in DataHub as it was described? Field by field, link by link, from both ends."""

from mldh_graphql.verification.deviation import Deviation, DeviationKind
from mldh_graphql.verification.report import EntityVerdict, VerificationReport

__all__ = ["Deviation", "DeviationKind", "EntityVerdict", "VerificationReport"]
