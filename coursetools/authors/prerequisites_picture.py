"""The picture of what builds on what, ``docs/path.svg``: a row for each module, an arrow to each part from those that it builds on."""

import io
import json
import textwrap
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from coursetools import files, syllabus
from coursetools.authors import prerequisites
from coursetools.authors.prerequisites import Graph
from coursetools.paths import ROOT
from coursetools.syllabus import Syllabus

PICTURE = ROOT / "docs" / "path.svg"
_WIDTH, _HEIGHT = 1.28, 0.72  # of a box, inches
_ACROSS, _DOWN = 1.5, 1.3  # from box to box, inches
_MARGIN = 1.4  # for the names of modules, inches
_LETTERS, _LINES = 20, 3


def is_fresh(picture: Path = PICTURE, root: Path = ROOT) -> bool:
    """Whether the picture shows the parts and arrows of today: it says in itself what it shows."""
    shown = _shown(syllabus.load(root / "syllabus.toml"), prerequisites.graph(root))
    return picture.exists() and shown in picture.read_text(encoding="utf-8")


def write(picture: Path = PICTURE, root: Path = ROOT) -> None:
    """Draw the picture, unless it is fresh."""
    if not is_fresh(picture, root):
        files.replace(picture, draw(syllabus.load(root / "syllabus.toml"), prerequisites.graph(root)))


def _shown(course: Syllabus, graph: Graph) -> str:
    """What a picture shows, in letters that need no escape in XML."""
    said = [[part.number, part.title.encode().hex(), list(graph.get(part.number, "?"))] for part in course.parts]
    return json.dumps(said).replace('"', "'")


def draw(course: Syllabus, graph: Graph) -> bytes:
    """The picture as SVG, on no ground of its own, so that it is readable in light and dark themes.

    Args:
        course: The parts; one that is not in the graph is in preparation, and dashed.
        graph: What builds on what.
    """
    rows = list(course.modules().items())
    columns = max(len(parts) for _, parts in rows)
    height = _DOWN * len(rows)
    centre = {
        part.number: (_MARGIN + _ACROSS * (column + 0.5), height - _DOWN * (row + 0.5))
        for row, (_, parts) in enumerate(rows)
        for column, part in enumerate(parts)
    }
    figure = Figure(figsize=(_MARGIN + _ACROSS * columns, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, _MARGIN + _ACROSS * columns), ylim=(0, height))
    axes.axis("off")
    for number, needs in prerequisites.direct(graph).items():
        for need in needs:
            axes.add_patch(_arrow(centre[need], centre[number]))
    for row, (module, parts) in enumerate(rows):
        name = "\n".join(line for piece in module.split(": ") for line in textwrap.wrap(piece, 15))
        axes.text(0.1, height - _DOWN * (row + 0.5), name, va="center", fontsize=8, color="#808080", weight="bold")
        for part in parts:
            x, y = centre[part.number]
            ready = part.number in graph
            box = FancyBboxPatch(
                (x - _WIDTH / 2, y - _HEIGHT / 2),
                _WIDTH,
                _HEIGHT,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor="#ffffff" if ready else "#e6e6e6",
                edgecolor="#2f6db5" if ready else "#808080",
                linestyle="-" if ready else "--",
            )
            axes.add_patch(box)
            lines = textwrap.wrap(part.title, _LETTERS, max_lines=_LINES, placeholder=" …")
            axes.text(x, y + 0.24, part.number, ha="center", va="center", fontsize=9, weight="bold", color="#1a1a1a")
            axes.text(x, y - 0.09, "\n".join(lines), ha="center", va="center", fontsize=7, color="#1a1a1a", linespacing=1.15)
    picture = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "path", "font.family": "sans-serif"}):
        figure.savefig(picture, format="svg", transparent=True, metadata={"Date": None, "Description": _shown(course, graph)})
    return picture.getvalue()


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> FancyArrowPatch:
    """An arrow from the edge of one box to the edge of another."""
    (x, y), (to_x, to_y) = start, end
    beside = abs(to_x - x) < 1.1 * _ACROSS
    if y == to_y and beside:
        points, bend = ((x + _WIDTH / 2, y), (to_x - _WIDTH / 2, y)), 0.0
    elif y == to_y:
        points, bend = ((x + 0.3, y - _HEIGHT / 2), (to_x - 0.3, y - _HEIGHT / 2)), 0.25
    else:
        points, bend = ((x, y - _HEIGHT / 2), (to_x, to_y + _HEIGHT / 2)), 0.0
    return FancyArrowPatch(
        *points,
        connectionstyle=f"arc3,rad={bend}",
        arrowstyle="-|>",
        mutation_scale=8,
        linewidth=0.9,
        color="#808080",
        shrinkA=0,
        shrinkB=0,
        zorder=0.5,
    )
