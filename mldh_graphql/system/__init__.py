"""A described ML system: entities and links in one object, in Python or as YAML."""

from mldh_graphql.system.ml_system import MLSystem

__all__ = ["MLSystem"]
