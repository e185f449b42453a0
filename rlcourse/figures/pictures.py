"""What a drawn gridworld or heatmap shows, read back from the axes, so that tests can look at numbers and not at pixels."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.quiver import Quiver
from numpy.typing import NDArray

from rlcourse import checks


def cell_values(axes: Axes) -> NDArray[np.float64]:
    """Return the numbers behind the coloured cells of the first image in ``axes``, shape ``[rows, columns]``.

    NaN where a cell is empty; an array of shape ``[0, 0]`` where there is no image.
    """
    images = axes.get_images()
    if not images:
        return np.zeros((0, 0))
    return np.ma.filled(np.ma.asarray(images[0].get_array(), dtype=np.float64), np.nan)


def heatmap(axes: Axes) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Return the values that a panel shows as they stand before the reader's eyes, and the limits of its colours.

    Whether they were drawn with ``imshow`` or ``pcolormesh``, with either origin or an axis turned round, the first row is the top one
    and the first column the leftmost.

    Returns:
        Values of shape ``[rows, columns]``, NaN where the panel is empty; the values of the first and the last colour.

    Raises:
        CheckFailedError: The panel holds no image, or several.
    """
    drawn = [*axes.images, *(collection for collection in axes.collections if isinstance(collection, QuadMesh))]
    checks.true("each panel holds one image", len(drawn) == 1, thought="Does each panel draw its values as one image, once?")
    values = np.ma.filled(np.ma.asarray(drawn[0].get_array(), dtype=np.float64), np.nan)
    if isinstance(drawn[0], QuadMesh):
        corners = np.asarray(drawn[0].get_coordinates())  # [rows + 1, columns + 1, 2]
        first_row, last_row = corners[[0, -1], 0, 1].tolist()
        first_column, last_column = corners[0, [0, -1], 0].tolist()
    else:
        first_column, last_column, lower, upper = drawn[0].get_extent()
        first_row, last_row = (upper, lower) if drawn[0].origin == "upper" else (lower, upper)
    bottom, top = axes.get_ylim()
    left, right = axes.get_xlim()
    if (first_row - last_row) * (top - bottom) < 0:
        values = values[::-1]
    if (last_column - first_column) * (right - left) < 0:
        values = values[:, ::-1]
    low, high = drawn[0].get_clim()
    return values, (float(low), float(high))


def cell_arrows(axes: Axes, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which arrows stand in each cell of a grid drawn with row 0 on top.

    Args:
        axes: Axes with one or more quivers. An arrow belongs to the cell that it starts in.
        shape: Rows and columns of the grid.

    Returns:
        Whether an arrow points up, right, down, left, shape ``[rows, columns, 4]``.
    """
    found = np.zeros((shape[0], shape[1], 4), dtype=np.bool_)
    for quiver in axes.collections:
        if not isinstance(quiver, Quiver):
            continue
        up = -1.0 if quiver.angles == "xy" else 1.0  # in the units of the axes, rows grow downwards
        across, along = np.ma.asarray(quiver.U).ravel(), up * np.ma.asarray(quiver.V).ravel()
        for (x, y), dx, dy in zip(np.asarray(quiver.get_offsets()), across.tolist(), along.tolist(), strict=True):
            row, column = round(float(y)), round(float(x))
            if math.hypot(dx, dy) > 1e-9 and 0 <= row < shape[0] and 0 <= column < shape[1]:
                found[row, column, int(np.argmax([dy, dx, -dy, -dx]))] = True
    return found
