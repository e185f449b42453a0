"""Matrices are drawn with each number in its place."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rlcourse.figures import matrices


def test_each_number_stands_in_its_box_and_those_of_the_mask_are_filled() -> None:
    axes = Figure().subplots()
    matrix = np.array([[1, 2, 3], [4, 5, 6]])
    matrices.boxes(axes, matrix, matrix > 4, title="a matrix")
    assert [(text.get_position(), text.get_text()) for text in axes.texts] == [
        ((j + 0.5, i + 0.5), str(3 * i + j + 1)) for i in range(2) for j in range(3)
    ]
    filled = [patch.get_xy() for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    assert filled == [(1, 1), (2, 1)]
    assert axes.get_title() == "a matrix"
    assert axes.yaxis_inverted(), "row 0 is on top"


def test_a_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(2, 3\) and a mask of shape \(3, 2\)"):
        matrices.boxes(Figure().subplots(), np.zeros((2, 3)), np.zeros((3, 2)), title="")
