"""Typed, async, GraphQL-first client for DataHub's machine-learning metadata."""

__version__ = "0.1.0"
