"""How each noun looks: a shape and a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mldh_graphql.lineage import LineageNode

__all__ = ["LOOKS", "Look", "look_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one noun.

    Attributes:
        name: What the look is called in files.
        fill: Colour of its area, light enough for black text.
        line: Colour of its outline, dark enough on white.
        dot: Graphviz' name of the shape.
        mermaid: What stands before and after a label in Mermaid.
    """

    name: str
    fill: str
    line: str
    dot: str
    mermaid: tuple[str, str]


_OTHER: Final = Look("other", "#f1f3f5", "#495057", "box", ("[", "]"))

LOOKS: Final = {
    "dataset": Look("dataset", "#e7f1fb", "#1864ab", "cylinder", ("[(", ")]")),
    "dataProcessInstance": Look("run", "#fff1e0", "#b35c00", "box", ("([", "])")),
    "mlModel": Look("model", "#efe9fb", "#5f3dc4", "hexagon", ("{{", "}}")),
    "mlModelGroup": Look("group", "#e3f5ec", "#1b6e45", "box3d", ("[[", "]]")),
    "container": Look("experiment", "#fdf6d8", "#7a5c00", "tab", ("[/", "\\]")),
    "dataJob": Look("job", "#fff1e0", "#b35c00", "component", ("[\\", "\\]")),
    "mlFeature": Look("feature", "#e0f4f6", "#0b7285", "parallelogram", ("[/", "/]")),
    "mlFeatureTable": Look("table", "#e0f4f6", "#0b7285", "folder", ("[\\", "/]")),
}
"""The looks by DataHub's name of the kind of entity."""


def look_of(node: LineageNode) -> Look:
    """Return the look of an entity."""
    return LOOKS.get(node.urn.entity_type, _OTHER)
