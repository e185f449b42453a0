"""Checks of what a figure shows: a line with these data, under this name, points, levels, bands, pictures.

Their guide is :mod:`rlcourse.checks.figures`.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from rlcourse.checks.figures_grids import Picture, pictures
from rlcourse.checks.figures_looks import Colour, Floats, Look, alike, by_name, contrast, holds, is_seen, over, paper, readable, rgba, tidy
from rlcourse.checks.figures_marks import (
    Band,
    Curve,
    Level,
    Mark,
    Points,
    bands,
    curves,
    joined,
    levels,
    marker_shapes,
    marks,
    names,
    points,
)
from rlcourse.checks.values import to_array
from rlcourse.checks.words import failed, show

M = TypeVar("M", Curve, Points, Level, Band)


def _floats(values: Any) -> Floats:
    """Expected numbers of any plain form."""
    return np.asarray(to_array(list(values) if isinstance(values, range) else values), dtype=float)


@readable
def curve(
    what: str, axes: Axes, x: ArrayLike, y: ArrayLike, *, name: str | None = None, thought: str, rtol: float = 1e-5, atol: float = 1e-6
) -> Curve:
    """Check that a visible line goes through these points, in this order or from the last to the first, and return it.

    Args:
        what: Name of the line, as the student knows it.
        axes: The axes to search.
        x: Expected x coordinates, shape ``[n_points]``.
        y: Expected y coordinates, shape ``[n_points]``.
        name: Where given, a legend or a text at the line must give this name to the look of this line.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance, for numbers of the size of 1 and more; with smaller ones it shrinks, and on a logarithmic scale it is 0.

    Raises:
        CheckFailedError: No curve has these data, or only markers show them, or the name is missing or stands at another curve.
    """
    lines = [one for one in _curves_at(what, axes, x, y, thought=thought, rtol=rtol, atol=atol) if one.look.line]
    if not lines:
        raise failed(what, thought, expected="a line through these points", actual="markers alone: no line joins them")
    return lines[0] if name is None else _under(what, axes, name, lines, thought=thought)


def _curves_at(what: str, axes: Axes, x: ArrayLike, y: ArrayLike, *, thought: str, rtol: float, atol: float) -> list[Curve]:
    expected = np.stack([_floats(x), _floats(y)], axis=1)
    room, empty = _slack(axes, expected, atol) + rtol * np.abs(expected), np.isnan(expected)
    found = curves(axes)
    found += joined(found)

    def fits(xy: Floats) -> bool:
        return xy.shape == expected.shape and bool(((np.abs(xy - expected) <= room) | (empty & np.isnan(xy))).all())

    fitting = [one for one in found if any(fits(xy) or fits(xy[::-1]) for xy in (one.xy, _seen(one.xy)))]
    if not fitting:
        n = len(found)
        raise failed(
            what,
            thought,
            expected=f"a line with y = {show(expected[:, 1])}",
            actual=f"{n} line{'' if n == 1 else 's'} that can be seen, none with these data",
        )
    return fitting


def _seen(xy: Floats) -> Floats:
    """The points of a line without those before its first and after its last number, which show nothing."""
    there = np.flatnonzero(np.isfinite(xy).all(axis=1))
    return xy[there[0] : there[-1] + 1] if len(there) else xy


def _slack(axes: Axes, expected: Floats, atol: float) -> Floats:
    """The absolute tolerance in x and y: a share of the largest number below 1, and none on a logarithmic scale, where all sizes count."""
    largest = np.max(np.abs(np.nan_to_num(expected)), axis=0, initial=0.0)
    return np.where([axes.get_xscale() == "log", axes.get_yscale() == "log"], 0.0, atol * np.minimum(1.0, largest))


def _under(what: str, axes: Axes, name: str, found: Sequence[M], *, thought: str) -> M:
    """Return the mark of those found that stands under a name."""
    entries = by_name(names(axes), name)
    if not entries:
        raise failed(f"the name of {what}", thought, expected=f"a legend with {name!r}", actual=_told(names(axes)))
    there = marks(axes)
    for entry in entries:
        for mark in found:
            if _stands_for(entry, mark, there):
                return mark
    raise failed(f"the name of {what}", thought, expected=f"{name!r} beside the look of {what}", actual=f"{name!r} beside another look")


def _told(entries: Sequence[tuple[str, Look]]) -> str:
    """What a message says of the names that there are."""
    return show([name for name, _ in entries]) if entries else "no legend"


def _stands_for(entry: Look, mark: Mark, there: Sequence[Mark]) -> bool:
    """Whether a reader takes an entry of a legend for a mark, or for the markers on it that were drawn apart from their line.

    Points that were plotted one by one have no line between them, but an entry of a legend may show one beside their marker.
    """
    own = [mark.look]
    if isinstance(mark, Points):
        single = [other for other in there if isinstance(other, Curve) and other.look.marker and len(other.x) == 1]
        places = np.concatenate([np.zeros((0, 2)), *(other.xy for other in single)])
        is_on = np.atleast_1d(_meet(places, mark.xy, rtol=1e-5, atol=1e-6).any(axis=1))
        own += [other.look for other, here in zip(single, is_on, strict=True) if here]
    if isinstance(mark, Curve):
        clouds = [other for other in there if isinstance(other, Points)]
        own += [cloud.look for cloud in clouds if _meet(mark.xy, cloud.xy, rtol=1e-5, atol=1e-6).any(axis=1).all()]
    return any(is_meant and other.look in own for is_meant, other in zip(alike(entry, [other.look for other in there]), there, strict=True))


@readable
def scatter(
    what: str,
    axes: Axes,
    x: ArrayLike,
    y: ArrayLike,
    *,
    name: str | None = None,
    joined: bool | None = None,
    only: bool = False,
    thought: str,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> Points:
    """Check that a visible marker stands at each of these points, in any order, and return them with their colours, as they are asked for.

    Args:
        what: Name of the points, as the student knows them.
        axes: The axes to search.
        x: Expected x coordinates, shape ``[n_points]``.
        y: Expected y coordinates, shape ``[n_points]``.
        name: Where given, a legend must give this name to the look of these points.
        joined: False: no line may lead from one of the points to the next one. True: a line must. None: either.
        only: Whether markers elsewhere in the axes are a mistake.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    expected = np.stack([_floats(x), _floats(y)], axis=1)
    clouds = points(axes)
    places = np.concatenate([np.zeros((0, 2)), *(cloud.xy for cloud in clouds)])
    colours = np.concatenate([np.zeros((0, 4)), *(cloud.colours for cloud in clouds)])
    near = _meet(expected, places, rtol=rtol, atol=atol)  # [n_points, n_markers]
    if not near.any(axis=1).all():
        missing = expected[int(np.argmin(near.any(axis=1)))]
        raise failed(what, thought, expected=f"a marker at {show(missing.tolist())}", actual=f"{len(places)} markers, none there")
    if only and not near.any(axis=0).all():
        extra = places[int(np.argmin(near.any(axis=0)))]
        raise failed(what, thought, expected="markers at these points alone", actual=f"one more at {show(extra.tolist())}")
    if joined is not None:
        is_joined = _joins(curves(axes), expected, rtol=rtol, atol=atol)
        if joined != is_joined and len(expected) > 1:
            raise failed(what, thought, expected=f"points that are {'' if joined else 'not '}joined by a line")
    own = [cloud for cloud in clouds if _meet(expected, cloud.xy, rtol=rtol, atol=atol).any()]
    found = Points(expected, colours[near.argmax(axis=1)], own[0].look, own[0].name)
    if name is not None:
        _under(what, axes, name, own, thought=thought)
    return found


def _meet(places: Floats, others: Floats, *, rtol: float, atol: float) -> NDArray[np.bool_]:
    """Which places are which: shape ``[n_places, n_others]``. A place that is not finite is none."""
    x, y = places[:, 0], places[:, 1]
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = np.abs(others[:, 0] - x[:, None]) <= np.where(np.isfinite(x), atol + rtol * np.abs(x), -1.0)[:, None]
    row, column = np.nonzero(near)  # few: the y of all pairs would take most of the time of a test with a thousand points
    near[row, column] = np.isclose(others[column, 1], y[row], rtol=rtol, atol=atol)
    return near


def _joins(found: Sequence[Curve], expected: Floats, *, rtol: float, atol: float) -> bool:
    """Whether a visible line leads straight from one of the expected points to another."""
    for candidate in found:
        if candidate.look.line and len(candidate.x) > 1:
            on = [bool(row.any()) for row in _meet(candidate.xy, expected, rtol=rtol, atol=atol)]
            if any(one and other for one, other in itertools.pairwise(on)):
                return True
    return False


@readable
def level(
    what: str,
    axes: Axes,
    at: float,
    *,
    name: str | None = None,
    upright: bool = False,
    across: bool = False,
    thought: str,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> Level:
    """Check that a visible horizontal line stands at a height, or with ``upright`` a vertical one at an x, and return it.

    Args:
        what: Name of the line, as the student knows it.
        axes: The axes to search.
        at: Where it must stand.
        name: Where given, a legend must give this name to the look of the line.
        upright: Whether it is vertical.
        across: Whether it must go along all the curves in the axes, but for a tenth of their length at each end.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    found = levels(axes, upright=upright)
    fitting = [candidate for candidate in found if np.isclose(candidate.at, at, rtol=rtol, atol=atol)]
    if not fitting:
        where = "vertical line at x" if upright else "horizontal line at y"
        raise failed(what, thought, expected=f"a {where} = {at:g}", actual=f"lines at {show([one.at for one in found])}")
    places = np.concatenate([one.y if upright else one.x for one in curves(axes)]) if across else np.zeros(0)
    if np.isfinite(places).any():
        first, last = np.nanmin(places), np.nanmax(places)
        room = 0.1 * (last - first)
        start, end = min(one.ends[0] for one in fitting), max(one.ends[1] for one in fitting)
        if start > first + room or end < last - room:
            raise failed(what, thought, expected=f"a line from {first:g} to {last:g}", actual=f"from {start:g} to {end:g}")
    return fitting[0] if name is None else _under(what, axes, name, fitting, thought=thought)


@readable
def band(
    what: str,
    axes: Axes,
    x: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    *,
    name: str | None = None,
    share: float = 0.0,
    thought: str,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> Band:
    """Check that a visible area lies between these edges over these x, and return it. Several bands, one on the other, will do as well.

    Args:
        what: Name of the band, as the student knows it.
        axes: The axes to search.
        x: Expected places, ascending, shape ``[n_points]``.
        low: Expected lower edge, shape ``[n_points]``.
        high: Expected upper edge, shape ``[n_points]``.
        name: Where given, a legend must give this name to the look of the band.
        share: How far an edge may lie from where it is expected, as a share of the band's width there: for edges that may be estimated in
            several right ways.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    places, lower, upper = _floats(x), _floats(low), _floats(high)
    found = bands(axes)

    room = share * (upper - lower)

    def same(one: Floats, other: Floats) -> bool:
        return bool((np.abs(one - other) <= room + atol + rtol * np.abs(other)).all())

    left = [candidate for candidate in found if candidate.x.shape == places.shape and np.allclose(candidate.x, places)]
    whole = [candidate for candidate in left if same(candidate.low, lower) and same(candidate.high, upper)]
    parts: list[Band] = []
    edge = lower
    while not whole and not (parts and same(edge, upper)):
        following = [candidate for candidate in left if same(candidate.low, edge) and candidate not in parts]
        if not following:
            at_places = "over these x" if left else "over other x"
            raise failed(
                what,
                thought,
                expected=f"a band from {show(lower)} to {show(upper)}",
                actual=f"{len(left) or len(found)} bands {at_places}, none between these edges",
            )
        parts.append(following[0])
        edge = following[0].high
    fitting = whole or parts
    return fitting[0] if name is None else _under(what, axes, name, fitting, thought=thought)


@readable
def picture(
    what: str,
    axes: Axes,
    values: ArrayLike,
    *,
    limits: tuple[float, float] | None = None,
    thought: str,
    rtol: float = 1e-5,
    atol: float = 1e-7,
) -> Picture:
    """Check that an axes holds one picture whose values, as they are seen with the first row on top, are these, and return it.

    Args:
        what: Name of the picture, as the student knows it.
        axes: The axes to read.
        values: Expected values, shape ``[rows, columns]``, NaN where a cell is empty.
        limits: Where given, the values of the first and of the last colour.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    found, expected = pictures(axes), _floats(values)
    if len(found) != 1:
        raise failed(what, thought, expected="one picture in the axes", actual=f"{len(found)} that can be seen")
    if found[0].values.shape != expected.shape or not np.allclose(found[0].values, expected, rtol=rtol, atol=atol, equal_nan=True):
        raise failed(what, thought, expected=show(expected), actual=show(found[0].values))
    if limits is not None and not np.allclose(found[0].limits, limits, rtol=rtol, atol=atol):
        raise failed(f"the colour limits of {what}", thought, expected=show(limits), actual=show(found[0].limits))
    return found[0]


@readable
def in_view(what: str, axes: Axes, *, x: ArrayLike = (), y: ArrayLike = (), thought: str) -> None:
    """Check that these x and y lie within the limits of the axes, so that nothing of ``what`` is cut off."""
    for direction, values, limits in (("x", _floats(x), axes.get_xlim()), ("y", _floats(y), axes.get_ylim())):
        low, high = sorted(float(limit) for limit in limits)
        if len(values) and not (low <= np.nanmin(values) and np.nanmax(values) <= high):
            seen = f"from {np.nanmin(values):g} to {np.nanmax(values):g}"
            raise failed(f"all of {what} is in view", thought, expected=f"{direction} {seen}", actual=f"limits {low:g} and {high:g}")


@readable
def named(what: str, axes: Axes, expected: Sequence[str], *, thought: str) -> None:
    """Check that a legend (or a text at a line) holds each of these names, in any order; it may hold more."""
    found = names(axes)
    missing = [name for name in expected if not by_name(found, name)]
    if missing:
        raise failed(what, thought, expected=f"a legend with {show(missing)}", actual=_told(found))


@readable
def name_at(what: str, axes: Axes, mark: Mark, *, thought: str) -> str:
    """Return the name that a legend (or a text at the line) gives to a mark; refuse a mark without a name.

    Args:
        what: What the student calls it.
        axes: The axes that it is in.
        mark: As :func:`curve`, :func:`scatter`, :func:`level` or :func:`band` returns it.
        thought: The question that helps to the next attempt.
    """
    name = _name_of(axes, mark)
    if name is None:
        raise failed(f"the name of {what}", thought, expected="an entry in a legend", actual=_told(names(axes)))
    return name


def _name_of(axes: Axes, mark: Mark) -> str | None:
    """The name that a legend gives to a mark."""
    there = marks(axes)
    fitting: list[tuple[bool, int, str]] = []
    for name, look in names(axes):
        if _stands_for(look, mark, there):
            meant = [other.look for is_meant, other in zip(alike(look, [other.look for other in there]), there, strict=True) if is_meant]
            fitting.append((mark.look not in meant, len(meant), name))
    # Its own look before that of markers on it, and then the one that tells most: a plain patch may stand for all of its colour.
    return min(fitting, key=lambda entry: entry[:2])[2] if fitting else None


_BARE = re.compile(
    r"(the )?(first|second|third|fourth|fifth)? ?(line|curve|series|plot|graph|trace)s?[ _]*(no\.? ?)?(\d+|[a-e])?", re.IGNORECASE
)
"""A name that counts, and tells nothing."""


@readable
def own_names(axes: Axes, found: Mapping[str, tuple[Mark, Sequence[str]]], *, needed: bool = True, thought: str) -> dict[str, str]:
    """Check that a legend gives each of several marks a name of its own, and not that of another one; return the names.

    Args:
        axes: The axes that they are in.
        found: For what the student calls a mark: the mark, as its check returned it, and words that may stand in its name and in no
            other's, such as ``{"the mean": (mean, ["mean", "average"]), "the runs": (run, ["run", "seed"])}``. Names without any of these
            words are accepted, unless they only count: ``"line 1"``, ``"curve B"``.
        needed: Whether each mark must have a name: False where no legend is asked for, and one that is there may not lie.
        thought: The question that helps to the next attempt.
    """
    given = {
        what: name_at(what, axes, mark, thought=thought) for what, (mark, _) in found.items() if needed or _name_of(axes, mark) is not None
    }
    for what, name in given.items():
        others = [word for other, (_, words) in found.items() if other != what for word in words]
        is_bare = _BARE.fullmatch(tidy(name)) is not None
        if [*given.values()].count(name) > 1 or ((is_bare or holds(name, others)) and not holds(name, found[what][1])):
            raise failed(f"the name of {what}", thought, expected="a name of its own", actual=repr(name))
    return given


def told_apart(what: str, looks: Mapping[str, Sequence[Look | Colour] | NDArray[np.float64]], *, thought: str) -> None:
    """Check that each name has one colour, and that an eye tells it from those of the others.

    Two colours are told apart where they differ by at least :data:`FAINTEST` in red, green or blue, as a mark must from its background.

    Args:
        what: What is told apart, as the student knows it.
        looks: For each name the looks of its marks, or their colours (``scatter(...).colours``).
        thought: The question that helps to the next attempt.
    """
    colours: dict[str, set[Colour]] = {}
    for name, own in looks.items():
        found = (one.colour if isinstance(one, Look) else rgba(np.asarray(one, dtype=float)) for one in own)
        colours[name] = {(red, green, blue, 1.0) for red, green, blue, _ in found}
    for name, own in colours.items():
        if not own or any(is_seen(one, other) for one, other in itertools.combinations(own, 2)):
            raise failed(what, thought, expected=f"one colour for {name!r}", actual=f"{len(own)}")
    for (name, own), (other, others) in itertools.combinations(colours.items(), 2):
        if not all(is_seen(mine, theirs) for mine, theirs in itertools.product(own, others)):
            raise failed(what, thought, expected="a colour of its own for each", actual=f"the same, or nearly, for {name!r} and {other!r}")


@readable
def shapes_told_apart(what: str, axes: Axes, places: Mapping[str, tuple[ArrayLike, ArrayLike]], *, thought: str) -> None:
    """Check that the markers of different names have different shapes, so that they are told apart without any colour.

    Args:
        what: What is told apart, as the student knows it.
        axes: The axes to read.
        places: For each name the x and the y of its markers, which :func:`scatter` found before.
        thought: The question that helps to the next attempt.
    """
    there = marker_shapes(axes)
    shapes: dict[str, set[object]] = {}
    for name, (x, y) in places.items():
        expected = np.stack([_floats(x), _floats(y)], axis=1)
        near = _meet(np.array([[one[0], one[1]] for one in there]).reshape(-1, 2), expected, rtol=1e-5, atol=1e-6).any(axis=1)
        shapes[name] = {one[2] for one, is_near in zip(there, np.atleast_1d(near), strict=True) if is_near}
    for (name, own), (other, others) in itertools.combinations(shapes.items(), 2):
        if own & others:
            raise failed(what, thought, expected="a shape of its own for each", actual=f"the same for {name!r} and {other!r}")


def emphasised(
    what: str, axes: Axes, strong: Curve, weak: Sequence[Curve], *, on_top: bool = False, both: bool = False, thought: str
) -> None:
    """Check that a line stands out from others: thicker, or of more contrast to what it lies on (darker, more opaque), or both.

    Args:
        what: Name of the line that must stand out, as the student knows it.
        axes: The axes that they are in.
        strong: The line that must stand out, as :func:`curve` returns it.
        weak: The others.
        on_top: Whether it must also be drawn over them.
        both: Whether it must be thicker as well as darker: where the others are to be thin and pale.
        thought: The question that helps to the next attempt.
    """
    below = paper(axes)

    def weights(one: Curve) -> list[float]:
        width, depth = one.look.width, contrast(one.look.colour, below)
        return [width, depth] if both else [width * depth]

    for other in weak:
        if any(mine < 1.05 * theirs for mine, theirs in zip(weights(strong), weights(other), strict=True)):
            kind = "and" if both else "or"
            raise failed(what, thought, expected=f"{what} thicker {kind} darker than the others", actual="another line that is as strong")
        if on_top and strong.place < other.place:
            raise failed(what, thought, expected=f"{what} over the others", actual="another line that is drawn over it")


@readable
def paler(what: str, axes: Axes, weak: Band, strong: Band, *, thought: str) -> None:
    """Check that a band is paler than one that lies inside it, as both are seen: the inner one through or over the outer one.

    Args:
        what: Name of the outer band, as the student knows it.
        axes: The axes that they are in.
        weak: The outer band, as :func:`band` returns it.
        strong: The inner one.
        thought: The question that helps to the next attempt.
    """
    below = paper(axes)
    outside = over(weak.look.colour, below)
    inside = over(strong.look.colour, outside)
    if contrast(inside, below) < 1.05 * contrast(outside, below):
        raise failed(what, thought, expected=f"{what} paler than the one inside it", actual="a band that is as strong, or stronger")
