"""Checks of arrows that stand for vectors: each has a place, a direction and a length, in the units of its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrow, FancyArrowPatch
from matplotlib.path import Path
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks.figures_looks import (
    Floats,
    Look,
    ground,
    is_seen,
    laid_out,
    look_of_area,
    looks_of_collection,
    once,
    page_of,
    readable,
)
from rlcourse.checks.words import failed, show

_ROOM = 4.5
"""Points by which an end may be off: matplotlib draws arrows a little short, so that heads do not cover what they point at."""

_HEAD = 0.5
"""Points by which a head must be wider than its shaft to be seen."""


@dataclass(frozen=True, eq=False)
class Vector:
    """An arrow with a head, as it is drawn."""

    tail: tuple[float, float]
    """Where it begins, in the units of the axes."""
    head: tuple[float, float]
    """Where its tip is."""
    look: Look
    is_straight: bool = True


@readable
@once
def vectors(axes: Axes) -> list[Vector]:
    """Return the visible arrows with their true lengths: ``quiver``, ``annotate``, ``arrow`` and ``FancyArrowPatch``."""
    below, pixels, units = ground(axes), page_of(axes).dpi / 72, axes.transData.inverted()
    found: list[Vector] = []

    def add(tail: Floats, head: Floats, look: Look, *, is_straight: bool = True) -> None:
        """Add an arrow between two places on the page, in pixels."""
        if is_seen(look.colour, below):
            start, end = units.transform([tail, head]).tolist()
            found.append(Vector((start[0], start[1]), (end[0], end[1]), look, is_straight))

    for collection in axes.collections:
        if isinstance(collection, Quiver):
            places = collection.get_offset_transform().transform(np.asarray(collection.get_offsets(), dtype=float))
            looks = looks_of_collection(collection, len(places), below)
            sizes = np.hypot(np.ma.filled(np.ma.ravel(collection.U), 0.0), np.ma.filled(np.ma.ravel(collection.V), 0.0))
            for path, place, look, size in zip(collection.get_paths(), places, looks, sizes, strict=True):
                corners = collection.get_transform().transform(np.asarray(path.vertices, dtype=float)) + place
                if size > 0 and _width(corners[[2, 4]]) - _width(corners[[1, 5]]) >= _HEAD * pixels:
                    add((corners[0] + corners[6]) / 2, corners[3], look)
    for patch in axes.patches:
        if isinstance(patch, FancyArrow):  # its corners go from the tip along one side to the tail, and back: half an arrow has fewer
            corners = patch.get_transform().transform(np.asarray(patch.get_xy(), dtype=float))
            if len(corners) < 8 or _width(corners[[1, 6]]) - _width(corners[[3, 4]]) >= _HEAD * pixels:
                add((corners[3] + corners[4]) / 2, corners[0], look_of_area(patch, below))
        elif isinstance(patch, FancyArrowPatch):
            _add_ends(add, patch, look_of_area(patch, below), pixels)
    for text in axes.texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None and text.xycoords == "data" and text.anncoords == "data":
            _add_ends(add, text.arrow_patch, look_of_area(text.arrow_patch, below), pixels)
    return found


def _width(sides: Floats) -> float:
    """How far two places on either side of an arrow are from each other."""
    return float(np.linalg.norm(sides[0] - sides[1]))


def _add_ends(add: Any, patch: FancyArrowPatch, look: Look, pixels: float) -> None:
    """Add an arrow by where its heads are seen: none for a mere line, two arrows for one with two heads."""
    path = patch.get_transform().transform_path(patch.get_path())
    corners = np.asarray(path.vertices, dtype=float)
    sign = str(getattr(patch.get_arrowstyle(), "arrow", ""))
    if not sign:  # "simple" and "fancy": an outline, which begins and ends at its tail
        first = (corners[0] + corners[-2]) / 2
        last = corners[int(np.argmax(np.linalg.norm(corners - first, axis=1)))]
        add(first, last, look, is_straight=_is_straight(patch, first, last, pixels))
        return
    starts = [0] if path.codes is None else np.flatnonzero(np.asarray(path.codes) == Path.MOVETO).tolist()
    heads = [corners[start : start + 3] for start in starts[1:]]  # a wing, the tip, the other wing
    first, last = corners[0], corners[starts[1] - 1 if heads else -1]
    begins, ends = sign.startswith("<"), sign.endswith(">")
    edge = patch.get_linewidth() * pixels
    first = _tip(heads[0], edge) if begins else first
    last = _tip(heads[-1], edge) if ends else last
    is_straight = _is_straight(patch, first, last, pixels)
    if ends and _width(heads[-1][[0, 2]]) >= _HEAD * pixels:
        add(first, last, look, is_straight=is_straight)
    if begins and _width(heads[0][[0, 2]]) >= _HEAD * pixels:
        add(last, first, look, is_straight=is_straight)


def _tip(head: Floats, edge: float) -> Floats:
    """Where the tip of a head is seen: the pen's edge, so many pixels wide, reaches beyond the corner, the further the sharper it is."""
    way, side, width = head[1] - (head[0] + head[2]) / 2, _width(head[[0, 1]]), _width(head[[0, 2]])
    length = float(np.linalg.norm(way))
    return head[1] + way / length * edge * side / width if width > 0 and length > 0 else head[1]


def _is_straight(patch: FancyArrowPatch, first: Floats, last: Floats, pixels: float) -> bool:
    """Whether the line that joins two places stays within a point of the straight one."""
    style: Any = patch.get_connectionstyle()
    way = np.asarray(style(tuple(first), tuple(last), shrinkA=0, shrinkB=0).vertices, dtype=float) - first
    line = (last - first) / max(float(np.linalg.norm(last - first)), 1e-9)
    return bool((np.abs(way[:, 0] * line[1] - way[:, 1] * line[0]) <= pixels).all())


@elsewhere.there
def _in_points(axes: Axes, places: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Places of an axes in points on the page (72 to an inch) as it is printed, shape ``[n_places, 2]``: titles and legends take room."""
    figure = page_of(axes)
    laid_out(figure)
    return np.array(axes.transData.transform(np.asarray(places, dtype=float))) * 72 / figure.dpi


@readable
def vector(what: str, axes: Axes, tail: Sequence[float], head: Sequence[float], *, thought: str) -> Vector:
    """Check that a visible, straight arrow goes from one place to another, and return it.

    Args:
        what: Name of the arrow, as the student knows it.
        axes: The axes to search.
        tail: Where it must begin, in the units of the axes.
        head: Where its tip must be.
        thought: The question that helps to the next attempt.
    """
    found = vectors(axes)
    places = _in_points(axes, [tail, head, *(end for one in found for end in (one.tail, one.head))])
    wanted, there = places[:2], places[2:].reshape(-1, 2, 2)
    gaps = np.linalg.norm(there - wanted, axis=2).max(axis=1, initial=0.0)  # [n_arrows]
    gaps[[not one.is_straight for one in found]] = np.inf
    if not (gaps <= _ROOM).any():
        seen = show([[one.tail, one.head] for one in found if one.is_straight]) if found else "no arrow that can be seen"
        raise failed(what, thought, expected=f"a straight arrow from {show(tuple(tail))} to {show(tuple(head))}", actual=seen)
    return found[int(np.argmin(gaps))]


@readable
def equal_units(axes: Axes, *, thought: str) -> None:
    """Check that one unit is as long along x as along y as printed: titles, labels and legends may take room from the axes."""
    origin, right, up = _in_points(axes, [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    across, along = float(np.linalg.norm(right - origin)), float(np.linalg.norm(up - origin))
    if abs(across - along) > 0.01 * max(across, along):
        raise failed(
            "a unit is as long along x as along y", thought, expected="the same length", actual=f"{across:.1f} and {along:.1f} points"
        )
