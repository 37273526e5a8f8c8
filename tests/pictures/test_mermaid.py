"""Pictures in Mermaid: every line is one that we mean, and labels hold nothing but labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given

from mldh_graphql.pictures.wording import printable
from tests.pictures.graphs import graph, odd_picture, pictures
from tools.pictures.systems import airline

if TYPE_CHECKING:
    from mldh_graphql.pictures import Picture

LABEL = r'"(?P<label><b>[^"<>`\\{}|#;]*(?:#\d+;[^"<>`\\{}|#;]*)*</b>.*)"'
BOX = re.compile(
    rf" +n\d+(?:\[\(|\(\[|\{{\{{|\[\[|\[/|\[\\|\[|>){LABEL}(?:\)\]|\]\)|\}}\}}|\]\]|/\]|\\\]|\])"
)
FRAME = re.compile(rf" +subgraph n\d+\[{LABEL}\]")
OTHER = re.compile(
    r"flowchart LR| +end| +n\d+ (?:-->|-\.->) n\d+"
    r"| +classDef \w+ [\w:#,. -]+| +class n\d+(?:,n\d+)* \w+"
)


def read(label: str) -> list[str]:
    """The lines of a label as Mermaid shows them."""
    lines = re.split(r"<br>| · (?=<small>)", label)
    texts = [re.fullmatch(r"<(b|small)>(.*)</\1>", line) for line in lines]
    found = [text[2] for text in texts if text]
    assert len(found) == len(lines), label
    assert not any(set('<>"`') & set(text) for text in found)
    return [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text) for text in found]


def labels(mermaid: str) -> list[str]:
    """The labels of boxes and frames; an error if a line is none that we write."""
    found = []
    for line in mermaid.splitlines():
        box = BOX.fullmatch(line) or FRAME.fullmatch(line)
        if box:
            found.append(box["label"])
        else:
            assert OTHER.fullmatch(line), line
    return found


@given(picture=pictures())
def test_any_picture_has_only_lines_that_we_mean(picture: Picture) -> None:
    """One label for each entity, whose characters are codes where they could mean something."""
    mermaid = picture.mermaid()
    assert len(labels(mermaid)) == len(picture.nodes)
    assert len(re.findall(r"-->|-\.->", mermaid)) == len(picture.edges)


def test_odd_names_are_read_back() -> None:
    """Formulas and icons get a space of no width, without which Mermaid would draw them."""
    picture = odd_picture()
    for node, drawn in zip(picture.nodes.values(), labels(picture.mermaid()), strict=True):
        shown = read(drawn)[0]
        assert "$$" not in shown
        assert "fa:fa-" not in shown
        shown, name = shown.replace("\u200b", ""), printable(node.name)
        assert name == shown or (shown.endswith("…") and name.startswith(shown[:-1]))


def test_the_whole_chart() -> None:
    """As it goes into Markdown."""
    assert graph(("a", "b"), named={"b": "B & C"}).mermaid() == (
        "flowchart LR\n"
        '    n0["<b>a</b><br><small>model</small>"]\n'
        '    n1["<b>B #38; C</b><br><small>model</small>"]\n'
        "    n0 --> n1\n"
        "    classDef other fill:#f2f4f7,stroke:#475467,color:#1a1a1a\n"
        "    class n0,n1 other\n"
        "    classDef root stroke-width:3px\n"
        "    class n0 root\n"
    )


def test_frames_are_subgraphs() -> None:
    """Around their members, with a title of one line."""
    mermaid = airline().picture("concept").mermaid()
    frame = mermaid.split("    subgraph ")[1].split("    end")[0].splitlines()
    assert read(re.findall(r'"(.*)"', frame[0])[0]) == ["Airline Forecast Experiment", "experiment"]
    assert "<br>" not in frame[0]
    assert len(frame) == 4
