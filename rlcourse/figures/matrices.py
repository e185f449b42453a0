"""Matrices, drawn as boxes with a number in each."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from rlcourse.figures import plots


def boxes(axes: Axes, matrix: ArrayLike, filled: ArrayLike, *, title: str) -> None:
    """Draw a matrix of whole numbers, row 0 on top, and fill the boxes where a mask is true, by colour and by hatching.

    Args:
        axes: Where to draw; its frame and ticks disappear.
        matrix: Numbers, shape ``[rows, columns]``.
        filled: Which boxes are filled, of the same shape.
        title: The panel's title.

    Raises:
        ValueError: The two do not have one shape of two axes.
    """
    numbers, mask = np.asarray(matrix), np.asarray(filled, dtype=bool)
    if numbers.ndim != 2 or numbers.shape != mask.shape:
        raise ValueError(f"a matrix of shape {numbers.shape} and a mask of shape {mask.shape}, expected one shape of two axes")
    for (i, j), number in np.ndenumerate(numbers):
        colour, hatch = (plots.PALETTE[4], "///") if mask[i, j] else ("white", "")
        axes.add_patch(Rectangle((j, i), 1, 1, edgecolor="black", facecolor=colour, hatch=hatch))
        frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        axes.text(j + 0.5, i + 0.5, f"{int(number)}", ha="center", va="center", color="black", bbox=frame)
    n_rows, n_columns = numbers.shape
    axes.set(xlim=(-0.1, n_columns + 0.1), ylim=(n_rows + 0.1, -0.1), aspect="equal")
    axes.axis("off")
    axes.set_title(title, fontsize=11)
