"""The geometry of drawn graphs: where states stand, how arrows run between them, and whether the result can be read.

Positions are pairs (x, y) in the units of the axes; a state is a circle of radius :data:`RADIUS`. The finished drawing is in
:mod:`rlcourse.figures.graphs`.
"""

import contextlib
import math
import sys
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import NamedTuple, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from numpy.typing import NDArray

from rlcourse import elsewhere

RADIUS = 0.22
"""Radius of a state's circle."""

_BEND, _GAP, _FAN = 0.22, 0.46, math.radians(68)
"""How far the first arrow between two states bows out, how far apart the next ones are, and the angle between loops."""

_SMALLEST_HEAD = 1.5
"""Length of an arrow's head, in points, that is not seen any more; matplotlib draws 0.4 unless told otherwise by ``mutation_scale``."""

Place = tuple[float, float]
"""A position (x, y)."""

S = TypeVar("S")


class Edge(NamedTuple):
    """The way of one arrow."""

    path: Path
    """From the rim of the first circle to the rim of the second one."""
    label: Place
    """Where its label stands, centred."""


def places_on_circle(states: Iterable[S]) -> dict[S, Place]:
    """Return a position for each state, evenly around a circle about the origin, clockwise from the upper left."""
    names = list(dict.fromkeys(states))
    n = len(names)
    radius = 0.0 if n == 1 else max(1.2, 0.42 * n)
    angles = [math.pi / 2 + math.pi / max(n, 1) - 2 * math.pi * index / max(n, 1) for index in range(n)]
    return {name: (radius * math.cos(angle), radius * math.sin(angle)) for name, angle in zip(names, angles, strict=True)}


def edge(tail: Place, head: Place, number: int = 0) -> Edge:
    """Return the way of an arrow from one state to another, or back to itself.

    Arrows from ``tail`` to ``head`` with different numbers take different ways, and so do the arrows in the opposite direction.

    Args:
        tail: Centre of the state where it begins.
        head: Centre of the state where it ends; the same as ``tail`` for a self-loop.
        number: 0 for the first arrow between the two in this direction, 1 for the second, and so on.

    Raises:
        ValueError: The number is negative.
    """
    if number < 0:
        raise ValueError(f"the number of an arrow is {number}, expected 0 or more")
    first, last = np.asarray(tail, dtype=np.float64), np.asarray(head, dtype=np.float64)
    if np.allclose(first, last):
        outwards = math.atan2(first[1], first[0]) if np.linalg.norm(first) > 1e-9 else math.pi / 2
        angle = outwards + _FAN * ((number + 1) // 2) * (1 if number % 2 else -1)
        directions = [np.array([math.cos(angle + turn), math.sin(angle + turn)]) for turn in (-0.45, -0.6, 0.6, 0.45, 0.0)]
        reach = RADIUS + 0.45
        points = [first + length * way for length, way in zip((RADIUS, reach, reach, RADIUS), directions[:4], strict=True)]
        label = first + (RADIUS + 0.42) * directions[4]
        return Edge(Path(np.stack(points), [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]), (float(label[0]), float(label[1])))
    chord = last - first
    left = np.array([-chord[1], chord[0]]) / np.linalg.norm(chord)
    control = (first + last) / 2 + 2 * (_BEND + _GAP * number) * left
    start = first + RADIUS * (control - first) / np.linalg.norm(control - first)
    end = last + RADIUS * (control - last) / np.linalg.norm(control - last)
    label = (start + 2 * control + end) / 4  # the middle of the curve
    return Edge(Path(np.stack([start, control, end]), [Path.MOVETO, Path.CURVE3, Path.CURVE3]), (float(label[0]), float(label[1])))


@elsewhere.there
def arrows_of(axes: Axes) -> list[NDArray[np.float64]]:
    """Return the shaft of each arrow in ``axes``, from its tail to its head, as points on it of shape ``[n_points, 2]``.

    Arrows are ``FancyArrowPatch`` objects, those of ``axes.annotate`` too, that can be seen and have a head.
    """
    found = [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
    found += [text.arrow_patch for text in axes.texts if isinstance(text, Annotation) and text.arrow_patch is not None]
    shafts: list[NDArray[np.float64]] = []
    for patch in found:
        if not _is_an_arrow(patch):
            continue
        path = patch.get_path()
        vertices = np.asarray(path.vertices, dtype=np.float64)
        codes = np.array([Path.MOVETO] + [Path.LINETO] * (len(vertices) - 1)) if path.codes is None else np.asarray(path.codes)
        starts = np.flatnonzero(codes == Path.MOVETO)
        end = int(starts[1]) if len(starts) > 1 else len(vertices)  # what follows is the arrow's head
        points: list[NDArray[np.float64]] = []
        for curve, code in Path(vertices[:end], codes[:end]).iter_bezier():  # pyright: ignore[reportGeneralTypeIssues]
            if code not in (Path.MOVETO, Path.STOP, Path.CLOSEPOLY):
                points.append(np.asarray(curve(np.linspace(0.0, 1.0, 17)), dtype=np.float64))
        shaft = np.concatenate(points) if points else vertices[:1]
        shaft = axes.transData.inverted().transform(patch.get_transform().transform(shaft))  # annotations count in pixels
        style = str(getattr(patch.get_arrowstyle(), "arrow", "->"))
        shafts.append(shaft[::-1] if style[0] in "<" and not style.endswith(">") else shaft)
    return shafts


def _is_an_arrow(patch: FancyArrowPatch) -> bool:
    """Whether it is seen, and points somewhere: with a head that is long enough to be noticed."""
    style = patch.get_arrowstyle()
    kind = str(getattr(style, "arrow", "->"))  # "fancy", "simple" and "wedge" have heads and no such name
    head = float(getattr(style, "head_length", 0.4)) * float(patch.get_mutation_scale())
    is_seen = patch.get_visible() and patch.get_linewidth() > 0 and to_rgba(patch.get_edgecolor())[3] > 0
    return bool(is_seen) and bool({"<", ">"} & set(kind)) and head > _SMALLEST_HEAD


def _lay_out(figure: Figure) -> None:
    """Give everything its place. What matplotlib warns of goes to stdout: nbgrader takes any stderr of a test cell for a failure."""
    with contextlib.redirect_stderr(sys.stdout):
        figure.draw_without_rendering()


@elsewhere.there
def n_cut_off(axes: Axes) -> int:
    """Return how many arrows reach beyond the limits of their axes, so that a part of them is not drawn."""
    figure = axes.get_figure(root=True)
    if figure is not None:
        _lay_out(figure)  # an equal aspect moves the limits
    low, high = np.sort([axes.get_xlim(), axes.get_ylim()], axis=1).T
    return sum(bool((shaft < low - 1e-6).any() or (shaft > high + 1e-6).any()) for shaft in arrows_of(axes))


@elsewhere.there
def texts_of(axes: Axes) -> list[str]:
    """Return the texts inside ``axes`` that can be seen, each in one line as :func:`words_of` has it."""
    return [words_of(text.get_text()) for text in axes.texts if text.get_visible() and text.get_alpha() != 0 and text.get_text().strip()]


@elsewhere.there
def overlapping_texts(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts inside the axes of a figure that cover each other in part, so that they cannot be read.

    A text that reaches beyond the figure's edge is paired with ``"the edge"``.
    """
    _lay_out(figure)
    low, high = np.asarray(figure.bbox.get_points())
    boxes: list[tuple[Text, NDArray[np.float64]]] = []
    for axes in figure.axes:
        for text in axes.texts:
            if text.get_text().strip() and text.get_visible():
                boxes.append((text, np.asarray(text.get_window_extent().get_points())))
    pairs = [(text.get_text(), "the edge") for text, box in boxes if (box[0] < low - 1).any() or (box[1] > high + 1).any()]
    for (one, a), (other, b) in combinations(boxes, 2):
        shared = np.minimum(a[1], b[1]) - np.maximum(a[0], b[0])
        if (shared > 1).all():  # more than a pixel both ways
            pairs.append((one.get_text(), other.get_text()))
    return pairs


def words_of(label: str) -> str:
    """Return a label in one line, without commas and the like: ``deliver 0.6``."""
    return " ".join("".join(" " if sign in ",;:()[]=" else sign for sign in label).split())


@elsewhere.there
def between(axes: Axes, names: Collection[str]) -> list[tuple[str, str]]:
    """Return for each arrow the names of the states that are nearest to its tail and to its head.

    Args:
        axes: A drawn graph.
        names: The texts that name states; where they stand is where the states are.
    """
    labels = {words_of(text.get_text()): text.get_position() for text in axes.texts}
    places = {name: (float(labels[name][0]), float(labels[name][1])) for name in names if name in labels}
    return [
        (min(places, key=lambda name: math.dist(places[name], shaft[0])), min(places, key=lambda name: math.dist(places[name], shaft[-1])))
        for shaft in arrows_of(axes)
        if places
    ]


@elsewhere.there
def labelled(axes: Axes, names: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (label, tail, head) for each text that names no state: its words, and where the arrow nearest to it leads.

    Args:
        axes: A drawn graph.
        names: The texts that name states.
    """
    shafts, ends = arrows_of(axes), between(axes, names)
    found: list[tuple[str, str, str]] = []
    for text in axes.texts:
        words = words_of(text.get_text())
        if words and words not in names and ends:
            place = np.array([float(number) for number in text.get_position()])
            nearest = min(range(len(ends)), key=lambda index: float(np.linalg.norm(shafts[index] - place, axis=1).min()))
            found.append((words, *ends[nearest]))
    return found


@elsewhere.there
def smallest_gap(axes: Axes) -> float:
    """Return the mean distance between the two most alike arrows, in units of the axes; 0 where one lies on another."""
    at = np.linspace(0.0, 1.0, 9)
    sampled = [
        np.stack([np.interp(at, np.linspace(0.0, 1.0, len(shaft)), column) for column in shaft.T], axis=1) for shaft in arrows_of(axes)
    ]
    return min((float(np.linalg.norm(one - other, axis=1).mean()) for one, other in combinations(sampled, 2)), default=math.inf)
