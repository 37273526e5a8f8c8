"""Checks against other programs that speak to DataHub, each in an environment of its own."""
