"""The page: what a local DataHub knows, shown in a browser.

It is a consumer of the same API as everyone: what it shows it asks for with the ordinary client,
and with the visitor's own token. Every page is made on the server and works without scripts.
"""

from mldh_graphql.page.door import PageDoor

__all__ = ["PageDoor"]
