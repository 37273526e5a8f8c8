"""The client: one class, made of one file of calls for each noun."""

from mldh_graphql.client.client import DataHubMLClient
from mldh_graphql.client.servers import ServerInfo

__all__ = ["DataHubMLClient", "ServerInfo"]
