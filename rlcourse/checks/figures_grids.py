"""Readers of worlds that are drawn as grids: arrows in their cells, and tables of values as pictures."""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyQuadMesh, QuadMesh
from matplotlib.image import AxesImage
from matplotlib.patches import FancyArrow, FancyArrowPatch
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation
from numpy.typing import ArrayLike, NDArray

from rlcourse import elsewhere
from rlcourse.checks.figures_looks import (
    Floats,
    drawn,
    ground,
    is_read,
    is_seen,
    look_of_area,
    looks_of_collection,
    once,
    page_of,
    readable,
    tidy,
)
from rlcourse.checks.figures_marks import points

_Image: TypeAlias = AxesImage | QuadMesh | PolyQuadMesh

_SIGNS = {"↑": (0.0, 1.0), "→": (1.0, 0.0), "↓": (0.0, -1.0), "←": (-1.0, 0.0)}


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow."""

    tail: tuple[float, float]
    """Where it stands, in the units of the axes (for quivers: the place that it belongs to)."""
    head: tuple[float, float]
    """Where it points; a quiver's is one unit away in its direction."""
    way: tuple[float, float]
    """Its direction as it is seen: right and up are positive, length 1."""


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
        elif is_read(text, below):
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
@elsewhere.there
def marks_in_cells(axes: Axes, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return what lies on the cells of a grid beside its first picture and the arrows: patches, markers, texts, further pictures.

    Args:
        axes: As for :func:`arrows_in_cells`.
        shape: Rows and columns of the grid.

    Returns:
        For each cell 0 where nothing lies on it, and the same number as for another cell where the same does, shape ``[rows, columns]``.
    """
    drawn(page_of(axes))
    below, shown = ground(axes), pictures(axes)[1:]
    marks: dict[tuple[int, int], list[object]] = {(row, column): [] for row, column in np.ndindex(*shape)}
    for patch in axes.patches:
        look, hatch = look_of_area(patch, below), patch.get_hatch()
        if isinstance(patch, FancyArrow | FancyArrowPatch) or not (is_seen(look.colour, below) or (hatch and patch.get_visible())):
            continue
        outline = patch.get_transform().transform_path(patch.get_path())
        for row, column in marks:
            if outline.contains_point(tuple(axes.transData.transform((column, row)).tolist())):
                marks[row, column].append((look.rgb, hatch))
    placed: list[tuple[float, float, object]] = [(x, y, one.look.rgb) for one in points(axes) for x, y in one.xy.tolist()]
    for text in axes.texts:
        if is_read(text, below) and not set(text.get_text()) & set(_SIGNS):
            x, y = text.get_position()
            placed.append((float(x), float(y), tidy(text.get_text())))
    for x, y, mark in placed:
        marks.get((round(y), round(x)), []).append(mark)
    for number, picture in enumerate(shown):
        for row, column in marks:
            if picture.values.shape == tuple(shape) and np.isfinite(picture.values[row, column]):
                marks[row, column].append((number, float(picture.values[row, column])))
    kinds: dict[frozenset[object], int] = {frozenset(): 0}
    found = np.zeros(shape, dtype=np.int64)
    for cell, there in marks.items():
        found[cell] = kinds.setdefault(frozenset(there), len(kinds))
    return found


@readable
@once
def pictures(axes: Axes) -> list[Picture]:
    """Return the visible pictures of ``imshow``, ``matshow``, ``pcolormesh`` and ``pcolor``, with their values as they are seen.

    Whichever origin they have and whichever way the axes count, the first row is the top one and the first column the leftmost.
    Empty cells (masked, NaN, or clear) are NaN.
    """
    found: list[Picture] = []
    for mark in _images(axes):
        values = np.array(np.ma.filled(np.ma.asarray(_table(axes, mark, mark.get_array()), dtype=np.float64), np.nan))
        values[_opacity(axes, mark) == 0] = np.nan
        low, high = mark.get_clim()
        found.append(Picture(values, (float(low), float(high)), str(mark.get_cmap().name)))
    return found


@readable
@elsewhere.there
def colours_in_cells(axes: Axes) -> Floats:
    """Return the colours of the cells of the first visible picture: colour map, limits and opacity taken together.

    Returns:
        Red, green, blue and opacity from 0 to 1, placed as in :func:`pictures`, shape ``[rows, columns, 4]``; NaN where the picture is
        blurred, so that no cell has a colour of its own.
    """
    drawn(page_of(axes))
    mark = _images(axes)[0]
    values, opacity = pictures(axes)[0].values, _opacity(axes, mark)
    if isinstance(mark, AxesImage) and mark.get_interpolation() not in ("none", "nearest", "auto", "antialiased"):
        return np.full((*values.shape[:2], 4), np.nan)
    return np.asarray(mark.to_rgba(np.ma.masked_invalid(values), alpha=None if mark.get_alpha() is None else opacity), dtype=float)


def _images(axes: Axes) -> list[_Image]:
    """The pictures of which something is seen."""
    images = [mark for mark in (*axes.images, *axes.collections) if isinstance(mark, AxesImage | QuadMesh | PolyQuadMesh)]
    return [mark for mark in images if mark.get_visible() and _opacity(axes, mark).any()]


def _opacity(axes: Axes, mark: _Image) -> Floats:
    """How opaque the cells of a picture are, one number for all or each its own, shape ``[rows, columns]``."""
    given: Any = mark.get_alpha()  # an array, too, whatever its type says
    rows, columns = _table(axes, mark, mark.get_array()).shape[:2]
    if np.ndim(given) == 0:
        return np.full((rows, columns), 1.0 if given is None else given)
    return _table(axes, mark, np.asarray(given, dtype=float).reshape(rows, columns))


def _table(axes: Axes, mark: _Image, numbers: Any) -> Any:
    """Numbers that belong to the cells of a picture, placed as these are seen: first row on top, first column leftmost."""
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    if isinstance(mark, AxesImage):
        first_column, last_column, lower, upper = mark.get_extent()
        first_row, last_row = (upper, lower) if mark.origin == "upper" else (lower, upper)
    else:
        corners = np.asarray(mark.get_coordinates(), dtype=float)  # [rows + 1, columns + 1, 2]
        first_row, last_row = corners[0, 0, 1], corners[-1, 0, 1]
        first_column, last_column = corners[0, 0, 0], corners[0, -1, 0]
        numbers = numbers.reshape(corners.shape[0] - 1, -1) if numbers.ndim == 1 else numbers
    numbers = numbers[::-1] if (first_row - last_row) * (top - bottom) < 0 else numbers
    return numbers[:, ::-1] if (last_column - first_column) * (right - left) < 0 else numbers
