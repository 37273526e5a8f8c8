"""Many changes at once: collected, merged, sent in chunks, and told about item by item."""

from mldh_graphql.bulk.report import BulkItem, BulkProgress, BulkReport, Outcome
from mldh_graphql.bulk.writer import BulkWriter

__all__ = ["BulkItem", "BulkProgress", "BulkReport", "BulkWriter", "Outcome"]
