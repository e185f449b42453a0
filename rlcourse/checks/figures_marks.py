"""Readers of figures: what an axes shows, as plain numbers, whichever way it was drawn. What cannot be seen is left out.

Each reader takes an axes and returns a list in the order of drawing. Call them after :func:`rlcourse.checks.figure`.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, PolyQuadMesh, QuadMesh
from matplotlib.image import AxesImage
from matplotlib.lines import AxLine, Line2D
from matplotlib.patches import FancyArrow, FancyArrowPatch, Polygon, Rectangle, StepPatch
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation, Text
from numpy.typing import ArrayLike, NDArray

from rlcourse.checks.figures_looks import (
    Colour,
    Look,
    ground,
    is_seen,
    label_of,
    legend_entries,
    legends,
    look_of_area,
    look_of_line,
    look_of_markers,
    looks_of_collection,
    once,
    paper,
    readable,
    rgba,
    tidy,
)

Floats = NDArray[np.float64]
_SIGNS = {"↑": (0.0, 1.0), "→": (1.0, 0.0), "↓": (0.0, -1.0), "←": (-1.0, 0.0)}


@dataclass(frozen=True, eq=False)
class Curve:
    """A line or a row of markers."""

    x: Floats
    """Shape ``[n_points]``; NaN where the curve is interrupted."""
    y: Floats
    """Shape ``[n_points]``."""
    look: Look
    name: str = ""
    """Its label; whether a legend shows it is another question."""
    is_step: bool = False
    """Whether it goes from point to point in steps."""

    @property
    def xy(self) -> Floats:
        """Its points, shape ``[n_points, 2]``."""
        return np.stack([self.x, self.y], axis=1)


@dataclass(frozen=True, eq=False)
class Points:
    """Markers: those of one call, or those that a check looked for."""

    xy: Floats
    """Shape ``[n_points, 2]``."""
    colours: Floats
    """Red, green, blue and opacity of each, shape ``[n_points, 4]``."""
    look: Look
    """That of the first one."""
    name: str = ""


@dataclass(frozen=True, eq=False)
class Level:
    """A straight line across an axes at one height or, upright, at one x."""

    at: float
    look: Look
    name: str = ""


@dataclass(frozen=True, eq=False)
class Band:
    """A filled area between a lower and an upper edge."""

    x: Floats
    """Ascending, each place once, shape ``[n_points]``."""
    low: Floats
    """Shape ``[n_points]``."""
    high: Floats
    """Shape ``[n_points]``."""
    look: Look
    name: str = ""


@dataclass(frozen=True, eq=False)
class Bar:
    """A bar, standing or lying, or a step of a histogram."""

    left: float
    right: float
    bottom: float
    top: float
    look: Look
    name: str = ""


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow."""

    tail: tuple[float, float]
    """Where it stands, in the units of the axes (for quivers: the place that it belongs to)."""
    head: tuple[float, float]
    """Where it points; a quiver's is one unit away in its direction."""
    way: tuple[float, float]
    """Its direction as it is seen: right and up are positive, length 1."""


Mark: TypeAlias = Curve | Points | Level | Band | Bar
"""What a legend may name."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A table of values drawn as colours."""

    values: Floats
    """As they stand before the reader, first row on top, shape ``[rows, columns]`` (``[rows, columns, 3 or 4]`` for colours)."""
    limits: tuple[float, float]
    """The values of the first and of the last colour."""
    colours: str
    """Name of the colour map."""


@readable
@once
def curves(axes: Axes) -> list[Curve]:
    """Return the visible curves: lines with or without markers, markers alone drawn by ``plot``, steps, and line collections.

    Straight lines of ``axhline`` and the like are :func:`levels`, and dots of ``scatter`` are :func:`points`.
    """
    below, limits = ground(axes), _limits(axes)
    found: list[Curve] = []
    for line in _lines_in_data(axes):
        xy, look = _xy(line), look_of_line(line, below)
        look = look if _in_view(limits, xy[:, 0], xy[:, 1]) else replace(look, line=False, marker=False)
        if look.line or look.marker:
            found.append(Curve(xy[:, 0], xy[:, 1], look, label_of(line), str(line.get_drawstyle()) not in ("default", "None")))
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            segments = [np.asarray(segment, dtype=float).reshape(-1, 2) for segment in collection.get_segments()]
            for segment, look in zip(segments, looks_of_collection(collection, len(segments), below), strict=True):
                if look.width > 0 and is_seen(look.colour, below) and _in_view(limits, segment[:, 0], segment[:, 1]):
                    found.append(Curve(segment[:, 0], segment[:, 1], replace(look, line=True), label_of(collection)))
    return found


def _lines_in_data(axes: Axes) -> list[Line2D]:
    """The lines that are placed by data alone: not ``axhline``, ``axvline``, ``axline`` or decorations in units of the axes."""
    others = (axes.get_yaxis_transform(), axes.get_xaxis_transform(), axes.transAxes)
    return [line for line in axes.get_lines() if not isinstance(line, AxLine) and all(line.get_transform() is not one for one in others)]


def _xy(line: Line2D) -> Floats:
    """Points of a line, NaN where they are masked or infinite: shape ``[n_points, 2]``."""
    return np.array(np.ma.filled(np.ma.asarray(line.get_xydata(), dtype=float), np.nan)).reshape(-1, 2)


def _limits(axes: Axes) -> tuple[tuple[float, float], tuple[float, float]]:
    """Lower and upper limit of x and of y, with room for rounding."""
    (left, right), (bottom, top) = (sorted(float(limit) for limit in limits) for limits in (axes.get_xlim(), axes.get_ylim()))
    across, along = (1e-9 * max(abs(low), abs(high)) for low, high in ((left, right), (bottom, top)))
    return (left - across, right + across), (bottom - along, top + along)


def _in_view(limits: tuple[tuple[float, float], tuple[float, float]], x: Floats, y: Floats) -> bool:
    """Whether any part of a line lies within the limits of its axes."""
    inside = np.ones(max(len(x) - 1, min(len(x), 1)), dtype=np.bool_)
    for values, (low, high) in zip((x, y), limits, strict=True):
        first, last = (values[:-1], values[1:]) if len(values) > 1 else (values, values)
        inside &= (np.fmax(first, last) >= low) & (np.fmin(first, last) <= high)
    return bool(inside.any())


def joined(pieces: Sequence[Curve]) -> list[Curve]:
    """Return the chains of pieces of a line that follow each other end to end, as one curve each."""
    chains: list[list[Curve]] = []
    for piece in pieces:
        if not piece.look.line or len(piece.x) < 2:
            continue
        if chains and np.array_equal(chains[-1][-1].xy[-1], piece.xy[0]):
            chains[-1].append(piece)
        else:
            chains.append([piece])
    return [
        replace(
            chain[0],
            x=np.concatenate([chain[0].x[:1], *(p.x[1:] for p in chain)]),
            y=np.concatenate([chain[0].y[:1], *(p.y[1:] for p in chain)]),
        )
        for chain in chains
        if len(chain) > 1
    ]


@readable
@once
def points(axes: Axes, *, on_lines: bool = True) -> list[Points]:
    """Return the visible markers: those of ``scatter``, and those of ``plot`` with or without a line.

    Args:
        axes: The axes to read.
        on_lines: Whether markers on a visible line count.
    """
    below, limits = ground(axes), _limits(axes)
    found: list[Points] = []
    for collection in axes.collections:
        if not isinstance(collection, PathCollection):
            continue
        xy = np.array(np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)).reshape(-1, 2)
        looks = looks_of_collection(collection, len(xy), below)
        sizes = np.resize(np.asarray(collection.get_sizes(), dtype=float), len(xy))
        seen = [
            i for i, look in enumerate(looks) if is_seen(look.colour, below) and sizes[i] > 0 and _in_view(limits, xy[i, :1], xy[i, 1:])
        ]
        if seen:
            first = replace(looks[seen[0]], marker=True, width=0.0)
            found.append(Points(xy[seen], np.array([looks[i].colour for i in seen]), first, label_of(collection)))
    for line in _lines_in_data(axes):
        look = look_of_line(line, below)
        xy = _marked(line, _xy(line)) if look.marker and (on_lines or not look.line) else np.zeros((0, 2))
        xy = xy[[_in_view(limits, place[:1], place[1:]) for place in xy]] if len(xy) else xy
        if len(xy):
            bare = look_of_markers(line, below)
            found.append(Points(xy, np.tile(np.array(bare.colour), (len(xy), 1)), bare, label_of(line)))
    return found


def _marked(line: Line2D, xy: Floats) -> Floats:
    """The points that carry a marker."""
    every: Any = line.get_markevery()
    if every is None:
        return xy
    if isinstance(every, float) or (isinstance(every, tuple) and isinstance(every[-1], float)):
        return xy[:1]  # so far apart on the page, wherever the points are
    if isinstance(every, int):
        every = (0, every)
    return xy[every[0] :: every[1]] if isinstance(every, tuple) else xy[every]


@readable
@once
def levels(axes: Axes, *, upright: bool = False) -> list[Level]:
    """Return the visible horizontal lines (``axhline``, ``hlines``, ``axline``, a line plotted at one height), or the vertical ones.

    A line of a single point counts as well: it is how a level looks over data of a single point.

    Args:
        axes: The axes to read.
        upright: Whether to return the vertical lines (``axvline``, ``vlines``, ...), with their x.
    """
    below = ground(axes)
    across, free = (0, axes.get_xaxis_transform()) if upright else (1, axes.get_yaxis_transform())
    lines: list[tuple[Floats, Look, str]] = []
    in_data = _lines_in_data(axes)
    for line in axes.get_lines():
        look = look_of_line(line, below)
        if isinstance(line, AxLine):
            first, second = line.get_xy1() or (0.0, 0.0), line.get_xy2()
            (x, y), slope = first, float(line.get_slope()) if second is None else 0.0
            x2, y2 = second or ((x + 1.0, y + slope) if np.isfinite(slope) else (x, y + 1.0))
            lines.append((np.array([[x, y], [x2, y2]], dtype=float), look, label_of(line)))
        elif line.get_transform() is free or line in in_data:
            lines.append((_xy(line), look, label_of(line)))
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            segments = [np.asarray(segment, dtype=float).reshape(-1, 2) for segment in collection.get_segments()]
            for segment, look in zip(segments, looks_of_collection(collection, len(segments), below), strict=True):
                shown = look.width > 0 and is_seen(look.colour, below)
                lines.append((segment, replace(look, line=shown), label_of(collection)))
    low, high = sorted(float(limit) for limit in (axes.get_xlim() if upright else axes.get_ylim()))
    found: list[Level] = []
    for xy, look, name in lines:
        at = xy[:, across]
        if look.line and len(at) and np.isfinite(at).all() and np.allclose(at, at[0], rtol=1e-9, atol=1e-12) and low <= at[0] <= high:
            found.append(Level(float(at[0]), look, name))
    return found


@readable
@once
def bands(axes: Axes) -> list[Band]:
    """Return the visible filled areas: ``fill_between``, ``fill``, ``axhspan`` over its corners, and the bodies of violins."""
    below = paper(axes)
    found: list[Band] = []
    for collection in axes.collections:
        if isinstance(collection, PolyCollection) and not isinstance(collection, Quiver | PolyQuadMesh):
            paths = [np.asarray(path.vertices, dtype=float) for path in collection.get_paths()]
            if paths:
                found += _band(np.concatenate(paths), looks_of_collection(collection, 1, below)[0], label_of(collection), below)
    for patch in axes.patches:
        if isinstance(patch, Polygon) and not isinstance(patch, FancyArrow) and patch.get_fill():
            found += _band(np.asarray(patch.get_xy(), dtype=float), look_of_area(patch, below), label_of(patch), below)
    return found


def _band(corners: Floats, look: Look, name: str, below: Colour | None) -> list[Band]:
    corners = corners[np.isfinite(corners).all(axis=1)]
    if not len(corners) or not is_seen(look.colour, below):
        return []
    x, places = np.unique(corners[:, 0], return_inverse=True)
    low, high = np.full(len(x), np.inf), np.full(len(x), -np.inf)
    np.minimum.at(low, places, corners[:, 1])
    np.maximum.at(high, places, corners[:, 1])
    return [Band(x, low, high, look, name)]


@readable
def violins(axes: Axes) -> list[tuple[float, float, float]]:
    """Return (centre on x, lowest y, highest y) of each visible violin, from left to right."""
    return sorted((float(band.x[0] + band.x[-1]) / 2, float(band.low.min()), float(band.high.max())) for band in bands(axes))


@readable
@once
def bars(axes: Axes) -> list[Bar]:
    """Return the visible bars, from left to right and from the lowest: ``bar``, ``barh``, ``hist`` of every kind, ``stairs``."""
    below = paper(axes)
    names = {id(patch): label_of(container) for container in axes.containers for patch in container.get_children()}
    found: list[Bar] = []
    for patch in axes.patches:
        look, name = look_of_area(patch, below), label_of(patch) or names.get(id(patch), "")
        if not is_seen(look.colour, below):
            continue
        if isinstance(patch, Rectangle):
            x, y, width, height = patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height()
            found.append(_bar(x, x + width, y, y + height, look, name))
        elif isinstance(patch, StepPatch):
            values, edges, baseline = patch.get_data()
            base = np.broadcast_to(np.asarray(baseline, dtype=float), np.shape(values))
            for value, left, right, bottom in zip(values, edges[:-1], edges[1:], base, strict=True):
                found.append(_bar(left, right, bottom, value, look, name))
        elif isinstance(patch, Polygon) and not isinstance(patch, FancyArrow):  # a histogram drawn as one outline
            corners = np.asarray(patch.get_xy(), dtype=float)
            for (left, y), (right, other) in itertools.pairwise(corners):
                if y == other and left < right and y != 0.0:
                    found.append(_bar(left, right, 0.0, y, look, name))
    return sorted(found, key=lambda bar: (bar.left, bar.bottom))


def _bar(x: float, x2: float, y: float, y2: float, look: Look, name: str) -> Bar:
    return Bar(float(min(x, x2)), float(max(x, x2)), float(min(y, y2)), float(max(y, y2)), look, name)


@readable
@once
def arrows(axes: Axes) -> list[Arrow]:
    """Return the visible arrows: ``quiver``, ``annotate`` with an arrow, ``arrow``, ``FancyArrowPatch``, and the signs ← ↑ → ↓ as texts."""
    below = ground(axes)
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    turn = np.array([1.0 if right > left else -1.0, 1.0 if top > bottom else -1.0])
    found: list[Arrow] = []

    def add(tail: ArrayLike, head: ArrayLike) -> None:
        start, end = np.asarray(tail, dtype=float), np.asarray(head, dtype=float)
        way = (end - start) * turn
        length = math.hypot(*way)
        if length > 1e-9:
            found.append(
                Arrow((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), (float(way[0]) / length, float(way[1]) / length))
            )

    for collection in axes.collections:
        if isinstance(collection, Quiver):
            places = np.asarray(collection.get_offsets(), dtype=float)
            looks = looks_of_collection(collection, len(places), below)
            ways = np.stack([np.ma.filled(np.ma.ravel(part), 0.0) for part in (collection.U, collection.V)], axis=1)
            lengths = np.linalg.norm(ways, axis=1)
            if not isinstance(collection.angles, str):
                angles = np.radians(np.ravel(collection.angles))
                ways = lengths[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1) * turn
            elif collection.angles == "uv":  # as seen, whichever way the axes count
                ways = ways * turn
            for place, way, length, look in zip(places, ways, lengths, looks, strict=True):
                if length > 1e-9 and is_seen(look.colour, below):
                    add(place, place + way / length)
    for patch in axes.patches:
        if not is_seen(look_of_area(patch, below).colour, below):
            continue
        if isinstance(patch, FancyArrow):
            corners = np.asarray(patch.get_xy(), dtype=float)[:-1]  # the tip is the first corner
            far = np.argsort(np.linalg.norm(corners - corners[0], axis=1))[-2:]
            add(corners[far].mean(axis=0), corners[0])
        elif isinstance(patch, FancyArrowPatch):
            for tail, head in _ends(patch, *_shaft(patch)):
                add(tail, head)
    for text in axes.texts:
        tail = np.array([float(value) for value in text.get_position()])
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            head = np.array([float(value) for value in text.xy])
            if str(text.anncoords).startswith("offset"):  # in points, as seen: a unit will do
                tail = head + tail * turn / max(math.hypot(*tail), 1e-9)
            if is_seen(look_of_area(text.arrow_patch, below).colour, below):
                for start, end in _ends(text.arrow_patch, tail, head):
                    add(start, end)
        elif _is_read(text, below):
            for sign in text.get_text():
                if sign in _SIGNS:
                    add(tail, tail + np.array(_SIGNS[sign]) * turn)
    return found


def _shaft(patch: FancyArrowPatch) -> tuple[Floats, Floats]:
    """First and last point of the shaft of an arrow, in units of the axes."""
    path = patch.get_path()
    corners = np.asarray(path.vertices, dtype=float)
    if not hasattr(patch.get_arrowstyle(), "arrow"):  # an outline, which begins and ends at its tail
        tail = (corners[0] + corners[-2]) / 2
        return tail, corners[int(np.argmax(np.linalg.norm(corners - tail, axis=1)))]
    starts = [] if path.codes is None else np.flatnonzero(np.asarray(path.codes) == Path.MOVETO).tolist()
    return corners[0], corners[starts[1] - 1 if len(starts) > 1 else -1]  # what follows are the heads


def _ends(patch: FancyArrowPatch, first: Floats, last: Floats) -> list[tuple[Floats, Floats]]:
    """Tail and head of an arrow; none for a mere line, both ways for an arrow with two heads."""
    sign = str(getattr(patch.get_arrowstyle(), "arrow", "->"))
    ends: list[tuple[Floats, Floats]] = []
    ends += [(first, last)] if sign.endswith(">") else []
    ends += [(last, first)] if sign.startswith("<") else []
    return ends


@readable
def arrows_in_cells(axes: Axes, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which arrows stand in each cell of a grid, whichever way they were drawn.

    Args:
        axes: Axes whose x counts columns and whose y counts rows from 0, cells centred at whole numbers.
        shape: Rows and columns of the grid.

    Returns:
        Whether an arrow is seen to point up, right, down, left, shape ``[rows, columns, 4]``.
    """
    found = np.zeros((shape[0], shape[1], 4), dtype=np.bool_)
    for arrow in arrows(axes):
        column, row = (round(value) for value in arrow.tail)
        if 0 <= row < shape[0] and 0 <= column < shape[1]:
            right, up = arrow.way
            found[row, column, int(np.argmax([up, right, -up, -right]))] = True
    return found


@readable
@once
def pictures(axes: Axes) -> list[Picture]:
    """Return the visible pictures of ``imshow``, ``matshow``, ``pcolormesh`` and ``pcolor``, with their values as they are seen.

    Whichever origin they have and whichever way the axes count, the first row is the top one and the first column the leftmost.
    Empty cells (masked, or NaN) are NaN.
    """
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    found: list[Picture] = []
    for mark in (*axes.images, *axes.collections):
        if not isinstance(mark, AxesImage | QuadMesh | PolyQuadMesh) or not mark.get_visible() or mark.get_alpha() == 0:
            continue
        values = np.array(np.ma.filled(np.ma.asarray(mark.get_array(), dtype=np.float64), np.nan))
        if isinstance(mark, AxesImage):
            first_column, last_column, lower, upper = mark.get_extent()
            first_row, last_row = (upper, lower) if mark.origin == "upper" else (lower, upper)
        else:
            corners = np.asarray(mark.get_coordinates(), dtype=float)  # [rows + 1, columns + 1, 2]
            first_row, last_row = corners[0, 0, 1], corners[-1, 0, 1]
            first_column, last_column = corners[0, 0, 0], corners[0, -1, 0]
            values = values.reshape(corners.shape[0] - 1, -1) if values.ndim == 1 else values
        values = values[::-1] if (first_row - last_row) * (top - bottom) < 0 else values
        values = values[:, ::-1] if (last_column - first_column) * (right - left) < 0 else values
        low, high = mark.get_clim()
        found.append(Picture(values, (float(low), float(high)), str(mark.get_cmap().name)))
    return found


@readable
@once
def texts(axes: Axes) -> list[str]:
    """Return the visible texts inside an axes, each in one line, in the order of drawing (titles, labels and legends apart)."""
    below = ground(axes)
    return [tidy(text.get_text()) for text in axes.texts if _is_read(text, below)]


def _is_read(text: Text, below: Colour | None) -> bool:
    """Whether a text is there and can be told from what it lies on; nobody knows what lies below one with a box of its own."""
    ink = rgba(text.get_color(), text.get_alpha())
    return bool(text.get_visible() and tidy(text.get_text())) and is_seen(ink, below if text.get_bbox_patch() is None else None)


@once
def marks(axes: Axes) -> list[Mark]:
    """Return all that a legend may name."""
    return [*curves(axes), *levels(axes), *levels(axes, upright=True), *points(axes), *bands(axes), *bars(axes)]


@readable
@once
def names(axes: Axes) -> list[tuple[str, Look]]:
    """Return (name, look) of all that tells a reader of ``axes`` what is what.

    First the entries of legends (its own, the figure's, those of other panels), then texts inside the axes with the look of the curve
    that they stand at, since a name may be written at its line.
    """
    entries = legend_entries(legends(axes), paper(axes))
    known = {name for name, _ in entries}
    drawn_curves, below = curves(axes), ground(axes)
    for text in axes.texts:
        place = text.xy if isinstance(text, Annotation) else text.get_position()
        if _is_read(text, below) and tidy(text.get_text()) not in known and drawn_curves:
            gaps = [_gap(axes, (float(place[0]), float(place[1])), curve) for curve in drawn_curves]
            if min(gaps) < 0.1:
                entries.append((tidy(text.get_text()), drawn_curves[int(np.argmin(gaps))].look))
    return entries


def _gap(axes: Axes, place: tuple[float, float], curve: Curve) -> float:
    """Smallest distance of a place from the points of a curve, as a share of the axes' width and height."""
    squares = np.zeros(len(curve.x))
    for at, values, limits, scale in (
        (place[0], curve.x, axes.get_xlim(), axes.get_xscale()),
        (place[1], curve.y, axes.get_ylim(), axes.get_yscale()),
    ):
        stretch = np.log if scale == "log" else np.asarray
        with np.errstate(all="ignore"):
            low, high = stretch(np.array(limits, dtype=float))
            squares += ((stretch(np.asarray(values)) - stretch(np.asarray(at))) / (high - low)) ** 2
    return float(np.sqrt(np.nanmin(squares))) if np.isfinite(squares).any() else math.inf
