"""The page that a local DataHub serves beside its API."""
