"""How each noun looks: a shape and a colour of its own, so that either one tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mldh_graphql.lineage import LineageNode

__all__ = ["LOOKS", "OTHER", "Look", "look_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one noun.

    Attributes:
        name: What the look is called in files.
        shape: The outline, by its name in `mldh_graphql.pictures.shapes`.
        dot: Graphviz' name of the nearest shape.
        mermaid: What stands before and after a label in Mermaid.
        fill: Colour of its area: black text on it has a contrast of at least 7.
        line: Colour of its outline and of small text: a contrast of at least 4.5 on ``fill``.
        dark_fill: The area on a dark screen.
        dark_line: Outline and small text on a dark screen.
    """

    name: str
    shape: str
    dot: str
    mermaid: tuple[str, str]
    fill: str
    line: str
    dark_fill: str
    dark_line: str


_ORANGE: Final = ("#fff1e2", "#a14a00", "#33210f", "#f5a656")
_TEAL: Final = ("#e2f5f6", "#0b6b78", "#0f2c30", "#5cc8d4")

OTHER: Final = Look("other", "box", "box", ("[", "]"), "#f2f4f7", "#475467", "#22272f", "#a6b0bf")
"""The look of what is no noun of machine learning."""

LOOKS: Final = {
    "dataset": Look(
        "dataset",
        "cylinder",
        "cylinder",
        ("[(", ")]"),
        "#e8f1fd",
        "#1b5bab",
        "#11253d",
        "#7db8ff",
    ),
    "dataProcessInstance": Look("run", "stadium", "box", ("([", "])"), *_ORANGE),
    "mlModel": Look(
        "model", "hexagon", "hexagon", ("{{", "}}"), "#f0eafd", "#5b34c0", "#261c3f", "#bda4ff"
    ),
    "mlModelGroup": Look(
        "group", "stack", "box3d", ("[[", "]]"), "#e4f6ec", "#176b41", "#10291b", "#63cf94"
    ),
    "container": Look(
        "experiment", "folder", "tab", ("[/", "\\]"), "#fcf6d9", "#6f5600", "#2c260d", "#e0c24d"
    ),
    "dataJob": Look("job", "process", "component", ("[\\", "\\]"), *_ORANGE),
    "mlFeature": Look("feature", "slanted", "parallelogram", ("[/", "/]"), *_TEAL),
    "mlFeatureTable": Look("table", "table", "folder", ("[\\", "/]"), *_TEAL),
    "mlModelDeployment": Look(
        "deployment", "cut", "note", (">", "]"), "#fdeaf0", "#a81d52", "#381523", "#ff92b6"
    ),
}
"""The looks by DataHub's name of the kind of entity."""


def look_of(node: LineageNode) -> Look:
    """Return the look of an entity."""
    return LOOKS.get(node.urn.entity_type, OTHER)
