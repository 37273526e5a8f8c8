"""Here the fixtures are those of the plugin, not those of the suite."""

from mldh_graphql.pytest_plugin import datahub, datahub_client, datahub_url

__all__ = ["datahub", "datahub_client", "datahub_url"]
