"""Pictures of entities and of what leads from one to another.

A `Picture` can be text, Mermaid, DOT, SVG, or one HTML page that works offline. A lineage graph
draws itself (`LineageGraph.svg`), and so does a described system (`MLSystem.picture`).
"""

from mldh_graphql.pictures.picture import Picture

__all__ = ["Picture"]
