"""Vectors of two entries, drawn: arrows with their true lengths, and the mark of a right angle."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

Place = Sequence[float]
"""A position (x, y), in the units of the axes."""


def arrow(
    axes: Axes, head: Place, *, tail: Place = (0.0, 0.0), colour: str, name: str | None = None, width: float = 2.0
) -> FancyArrowPatch:
    """Draw an arrow whose tail and tip are exactly at two places, widen the limits of the axes to hold it, and return it.

    Args:
        axes: Where to draw.
        head: Where its tip is.
        tail: Where it begins.
        colour: A colour of matplotlib.
        name: Its name in a legend.
        width: Width of its shaft, in points.

    Raises:
        ValueError: A place is not two finite numbers, or the two places are the same: a zero vector has no arrow.
    """
    start, end = _place("tail", tail), _place("head", head)
    if start == end:
        raise ValueError(f"the arrow begins and ends at {start}, expected two places: a zero vector has no arrow")
    # An outline that is filled, and has no edge: the pen of an edge would reach beyond the place that the tip points at.
    style = f"simple,tail_width={width},head_width={width + 7},head_length={2 * width + 7}"
    drawn = FancyArrowPatch(
        start,
        end,
        arrowstyle=style,
        mutation_scale=1,
        shrinkA=0,
        shrinkB=0,
        linewidth=0,
        facecolor=colour,
        edgecolor="none",
        label=name,
        zorder=2.5,
    )
    axes.add_patch(drawn)
    axes.update_datalim([start, end])
    axes.autoscale_view()
    return drawn


def right_angle(axes: Axes, corner: Place, first: Place, second: Place, *, size: float, colour: str = "0.3") -> None:
    """Draw the small square that says: the ways from a corner to two other places stand at a right angle.

    Args:
        axes: Where to draw.
        corner: Where the two ways meet.
        first: A place on the one way.
        second: A place on the other.
        size: Length of the square's sides, in the units of the axes.
        colour: A colour of matplotlib.

    Raises:
        ValueError: A place is not two finite numbers, or a way has no length, or the two are not at a right angle (up to a thousandth).
    """
    x, y = _place("corner", corner)
    ways: list[tuple[float, float]] = []
    for name, place in (("first", first), ("second", second)):
        across, along = (there - here for there, here in zip(_place(name, place), (x, y), strict=True))
        length = math.hypot(across, along)
        if length == 0:
            raise ValueError(f"{name} is the corner {(x, y)} itself, expected a place away from it")
        ways.append((size * across / length, size * along / length))
    (ux, uy), (vx, vy) = ways
    if abs(ux * vx + uy * vy) > 1e-3 * size**2:
        raise ValueError(f"the ways from {(x, y)} to {tuple(first)} and {tuple(second)} are not at a right angle")
    axes.plot([x + ux, x + ux + vx, x + vx], [y + uy, y + uy + vy, y + vy], color=colour, linestyle="-", linewidth=1)


def _place(name: str, place: Place) -> tuple[float, float]:
    """A place as two floats."""
    numbers = [float(number) for number in place]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)):
        raise ValueError(f"{name} is {numbers}, expected two finite numbers")
    return numbers[0], numbers[1]
