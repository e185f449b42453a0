"""Readers of figures: what a figure shows, whichever way it was drawn."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rlcourse.checks.values import instance
from rlcourse.checks.words import failed, show


def figure(value: object, *, n_axes: int | None = None, thought: str) -> Figure:
    """Check that a value is a matplotlib figure with the given number of axes (colour bars not counted), and return it.

    Raises:
        CheckFailedError: It is no figure, or has another number of axes, or an axes lacks a label on x or y.
    """
    found = instance("the result", value, Figure, thought=thought)
    panels = panels_of(found)
    if n_axes is not None and len(panels) != n_axes:
        raise failed("the number of axes in the figure", thought, expected=str(n_axes), actual=str(len(panels)))
    for number, axes in enumerate(panels, start=1):
        for direction, label in (("x", axes.get_xlabel()), ("y", axes.get_ylabel())):
            if not label.strip() and axes.axison:
                raise failed(f"the {direction} label of axes {number}", "What is drawn along this axis, and in which unit?")
    return found


def panels_of(value: Figure) -> list[Axes]:
    """The axes of a figure in order, without colour bars (those on axes that somebody made by hand are left out, too)."""
    mappables = [mappable for axes in value.axes for mappable in (*axes.images, *axes.collections)]
    bars = {mappable.colorbar.ax for mappable in mappables if mappable.colorbar is not None}
    return [axes for axes in value.axes if axes.get_label() != "<colorbar>" and axes not in bars]


def line(what: str, axes: Axes, x: ArrayLike, y: ArrayLike, *, thought: str, rtol: float = 1e-4, atol: float = 1e-6) -> None:
    """Check that one of the lines in ``axes`` has these data, in this order.

    Args:
        what: Name of the line, as the student knows it.
        axes: The axes to search.
        x: Expected x coordinates, shape ``[n_points]``.
        y: Expected y coordinates, shape ``[n_points]``.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    expected = np.stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    for candidate in axes.get_lines():
        data = np.stack([np.asarray(candidate.get_xdata(), dtype=float), np.asarray(candidate.get_ydata(), dtype=float)])
        if data.shape == expected.shape and np.allclose(data, expected, rtol=rtol, atol=atol, equal_nan=True):
            return
    raise failed(
        what, thought, expected=f"a line with y = {show(expected[1])}", actual=f"{len(axes.get_lines())} lines, none with these data"
    )
