"""Readers of figures: what an axes shows, as plain numbers, whichever way it was drawn. What cannot be seen is left out.

Each reader takes an axes and returns a list in the order of drawing. Call them after :func:`rlcourse.checks.figure`.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, PolyQuadMesh
from matplotlib.lines import AxLine, Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import FancyArrow, Polygon, Rectangle, StepPatch
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation, Text

from rlcourse.checks.figures_looks import (
    Colour,
    Floats,
    Look,
    corners,
    ground,
    is_read,
    is_seen,
    label_of,
    legend_entries,
    legends,
    look_of_area,
    look_of_line,
    look_of_markers,
    looks_of_collection,
    once,
    page_of,
    paper,
    readable,
    rgba,
    tidy,
)
from rlcourse.figures.plots import NOTE


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
    place: int = 0
    """When it is drawn, among all that its axes hold: a later one covers an earlier one."""

    @property
    def xy(self) -> Floats:
        """Its points, shape ``[n_points, 2]``."""
        return np.stack([self.x, self.y], axis=1)


def lies_on(curve: Curve, weights: Sequence[float], reach: tuple[float, float]) -> bool:
    """Say whether a line lies on a linear boundary, and reaches from one x to another.

    Args:
        curve: A line, as :func:`curve` or :func:`curves` returns it.
        weights: ``b, w1, w2``: the boundary is where ``b + w1 * x + w2 * y`` is 0; the last two are not both 0.
        reach: The least and the largest x that the line must get to.
    """
    bias, w1, w2 = weights
    gaps = np.abs(bias + w1 * curve.x + w2 * curve.y) / math.hypot(w1, w2)
    room = 1e-4 * (reach[1] - reach[0] + np.abs(curve.xy).max())
    ends = curve.x.min() <= reach[0] + room and curve.x.max() >= reach[1] - room
    return bool(curve.look.line and gaps.max() <= room and ends)


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
    ends: tuple[float, float] = (-math.inf, math.inf)
    """Where it begins and ends: x or, upright, y."""


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


Mark: TypeAlias = Curve | Points | Level | Band | Bar
"""What a legend may name."""


@readable
@once
def curves(axes: Axes) -> list[Curve]:
    """Return the visible curves: lines with or without markers, markers alone drawn by ``plot``, steps, and line collections.

    Straight lines of ``axhline`` and the like are :func:`levels`, and dots of ``scatter`` are :func:`points`.
    """
    below, limits = ground(axes), _limits(axes)
    places = {id(one): place for place, one in enumerate(sorted(axes.get_children(), key=lambda one: one.get_zorder()))}
    found: list[Curve] = []
    for line in _lines_in_data(axes):
        xy, look = _xy(line), look_of_line(line, below)
        look = look if _in_view(limits, xy[:, 0], xy[:, 1]) else replace(look, line=False, marker=False)
        if look.line or look.marker:
            is_step = str(line.get_drawstyle()) not in ("default", "None")
            found.append(Curve(xy[:, 0], xy[:, 1], look, label_of(line), is_step, places[id(line)]))
    for collection in axes.collections:
        if isinstance(collection, LineCollection) and _by_data(axes, collection):
            segments = [np.asarray(segment, dtype=float).reshape(-1, 2) for segment in collection.get_segments()]
            for segment, look in zip(segments, looks_of_collection(collection, len(segments), below), strict=True):
                if is_seen(look.colour, below) and _in_view(limits, segment[:, 0], segment[:, 1]):
                    look, place = replace(look, line=True), places[id(collection)]
                    found.append(Curve(segment[:, 0], segment[:, 1], look, label_of(collection), place=place))
    return found


def _lines_in_data(axes: Axes) -> list[Line2D]:
    """The lines that are placed by data alone: not ``axhline``, ``axvline``, ``axline`` or decorations in units of the axes."""
    return [line for line in axes.get_lines() if not isinstance(line, AxLine) and _by_data(axes, line)]


def _by_data(axes: Axes, artist: Line2D | LineCollection) -> bool:
    """Whether an artist is placed by data in both directions, in none by shares of the axes."""
    others = (axes.get_yaxis_transform(), axes.get_xaxis_transform(), axes.transAxes)
    return all(artist.get_transform() is not one for one in others)


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
def marker_shapes(axes: Axes) -> list[tuple[float, float, tuple[tuple[float, float], ...]]]:
    """Return (x, y, outline) of each marker that :func:`points` finds by its place; outlines are equal for one shape in any size."""
    markers: list[tuple[Floats, Path]] = []
    for collection in axes.collections:
        if isinstance(collection, PathCollection) and len(collection.get_paths()) == 1:
            markers.append((np.asarray(np.ma.filled(collection.get_offsets(), np.nan), dtype=float), collection.get_paths()[0]))
    for line in _lines_in_data(axes):
        style = MarkerStyle(line.get_marker())
        markers.append((_xy(line), style.get_path().transformed(style.get_transform())))
    seen = {(float(x), float(y)) for cloud in points(axes) for x, y in cloud.xy}
    found: list[tuple[float, float, tuple[tuple[float, float], ...]]] = []
    for places, path in markers:
        corners_of = np.asarray(path.vertices, dtype=float)
        if len(corners_of):
            corners_of = corners_of - corners_of.min(axis=0)
            outline = tuple((float(x), float(y)) for x, y in np.round(corners_of / max(corners_of.max(), 1e-12), 2) + 0.0)
            found += [(float(x), float(y), outline) for x, y in places if (float(x), float(y)) in seen]
    return found


@readable
@once
def levels(axes: Axes, *, upright: bool = False) -> list[Level]:
    """Return the visible horizontal lines (``axhline``, ``hlines``, ``axline``, a line plotted at one height), or the vertical ones.

    A line of a single point, or of no length, counts where all curves stand at one place: it is how a level looks over data of a single
    point. One line with gaps (NaN) between several levels is each of them.

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
            xy = np.array([[x, y], [x2, y2]], dtype=float)
            if x2 == x or y2 == y:  # it goes on for ever
                xy[:, 1 - across] = -np.inf, np.inf
            lines.append((xy, look, label_of(line)))
        elif line in in_data:
            lines += [(piece, look, label_of(line)) for piece in _level_pieces(_xy(line), across)]
        elif line.get_transform() is free:
            lines.append((_ends_in_data(axes, _xy(line), 1 - across), look, label_of(line)))
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            segments = [np.asarray(segment, dtype=float).reshape(-1, 2) for segment in collection.get_segments()]
            for segment, look in zip(segments, looks_of_collection(collection, len(segments), below), strict=True):
                shown = is_seen(look.colour, below)
                xy = _ends_in_data(axes, segment, 1 - across) if collection.get_transform() is free else segment
                lines.append((xy, replace(look, line=shown), label_of(collection)))
    low, high = sorted(float(limit) for limit in (axes.get_xlim() if upright else axes.get_ylim()))
    found: list[Level] = []
    along_all = np.concatenate([np.zeros(0), *(one.y if upright else one.x for one in curves(axes))])
    is_wide = len(along_all[np.isfinite(along_all)]) > 0 and bool(np.nanmin(along_all) < np.nanmax(along_all))
    for xy, look, name in lines:
        at = xy[:, across]
        if look.line and len(at) and np.isfinite(at).all() and np.allclose(at, at[0], rtol=1e-9, atol=1e-12) and low <= at[0] <= high:
            along = xy[:, 1 - across]
            start, end = float(np.nanmin(along)), float(np.nanmax(along))
            if start < end or not is_wide:
                found.append(Level(float(at[0]), look, name, (start, end)))
    return found


def _level_pieces(xy: Floats, across: int) -> list[Floats]:
    """A line cut at its gaps, where each piece has one height (``across`` 1) or one x (0); else the whole line, which is no level then."""
    pieces = [
        np.array(list(points)) for is_there, points in itertools.groupby(xy, key=lambda one: bool(np.isfinite(one).all())) if is_there
    ]
    are_levels = len(pieces) > 1 and all(len(piece) > 1 and np.ptp(piece[:, across]) == 0.0 for piece in pieces)
    return pieces if are_levels else [xy]


def _ends_in_data(axes: Axes, xy: Floats, along: int) -> Floats:
    """Points of a line whose x (``along`` 0) or y (1) are shares of the axes, with those as data."""
    shares = np.full_like(xy, 0.5)  # the other one, which is data, is no share: on a logarithmic axis it would be far too large
    shares[:, along] = xy[:, along]
    converted = axes.transData.inverted().transform(axes.transAxes.transform(shares))
    return np.stack([converted[:, one] if one == along else xy[:, one] for one in (0, 1)], axis=1)


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
def texts(axes: Axes) -> list[str]:
    """Return the visible texts inside an axes, each in one line, in the order of drawing (titles, labels and legends apart)."""
    below = ground(axes)
    return [tidy(text.get_text()) for text in axes.texts if is_read(text, below)]


@readable
@once
def texts_at(axes: Axes) -> list[tuple[str, float, float]]:
    """Return (text, x, y) of the visible texts inside an axes, in data units: where the middle of each is printed.

    As in :func:`texts`, titles, labels and legends are left out.
    """
    below, page = ground(axes), page_of(axes)
    shown = [text for text in axes.texts if is_read(text, below)]
    places = [corners(text, page).mean(axis=0) for text in shown]  # first: it lays the page out, which moves the axes
    middles = [axes.transData.inverted().transform(place) for place in places]
    return [(tidy(text.get_text()), float(x), float(y)) for text, (x, y) in zip(shown, middles, strict=True)]


@once
def marks(axes: Axes) -> list[Mark]:
    """Return all that a legend may name."""
    return [*curves(axes), *levels(axes), *levels(axes, upright=True), *points(axes), *bands(axes), *bars(axes)]


@readable
@once
def names(axes: Axes) -> list[tuple[str, Look]]:
    """Return (name, look) of all that tells a reader of ``axes`` what is what.

    First the entries of legends (its own, the figure's, those of other panels), then texts inside the axes with the look of the curve
    that they stand at, since a name may be written at its line, perhaps in its colour. (The course's own small print is no name.)
    """
    entries = legend_entries(legends(axes), paper(axes))
    known, below, lines = {name for name, _ in entries}, ground(axes), curves(axes)
    for text in axes.texts:
        if is_read(text, below) and tidy(text.get_text()) not in known and text.get_gid() != NOTE:
            is_plain = rgba(text.get_color()) == rgba(mpl.rcParams["text.color"])
            coloured = [] if is_plain else [line for line in lines if line.look.rgb == Look(rgba(text.get_color())).rgb]
            gaps = [_gap(axes, text, line) for line in coloured or lines]
            if gaps and min(gaps) < (0.3 if coloured else 0.1):
                entries.append((tidy(text.get_text()), (coloured or lines)[int(np.argmin(gaps))].look))
    return entries


def _gap(axes: Axes, text: Text, curve: Curve) -> float:
    """Smallest distance of a text from the points of a curve, as a share of the axes' width and height.

    It counts from the place to which the text was put, where that is known in units of the axes, and else from its edges.
    """
    squares = np.zeros(len(curve.x))
    place = text.xy if isinstance(text, Annotation) else text.get_position()
    is_put = text.xycoords == "data" if isinstance(text, Annotation) else text.get_transform() is axes.transData
    pixels, box = (np.zeros((2, 2)), np.zeros((2, 2))) if is_put else (corners(one, page_of(axes)) for one in (axes, text))
    sides = ((curve.x, axes.get_xlim(), axes.get_xscale()), (curve.y, axes.get_ylim(), axes.get_yscale()))
    for direction, (values, limits, scale) in enumerate(sides):
        stretch = np.log if scale == "log" else np.asarray
        with np.errstate(all="ignore"):
            low, high = stretch(np.array(limits, dtype=float))
            shares = (stretch(values) - low) / (high - low)
            if is_put:
                near = far = (stretch(float(place[direction])) - low) / (high - low)
            else:
                start, end = pixels[:, direction]
                near, far = (box[:, direction] - start) / (end - start)
        squares += np.maximum(0.0, np.maximum(near - shares, shares - far)) ** 2
    return float(np.sqrt(np.nanmin(squares))) if np.isfinite(squares).any() else math.inf
