"""What a drawn gridworld shows, read back from the axes, so that tests can look at numbers and not at pixels."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.quiver import Quiver
from numpy.typing import NDArray


def cell_values(axes: Axes) -> NDArray[np.float64]:
    """Return the numbers behind the coloured cells of the first image in ``axes``, shape ``[rows, columns]``.

    NaN where a cell is empty; an array of shape ``[0, 0]`` where there is no image.
    """
    images = axes.get_images()
    if not images:
        return np.zeros((0, 0))
    return np.ma.filled(np.ma.asarray(images[0].get_array(), dtype=np.float64), np.nan)


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
