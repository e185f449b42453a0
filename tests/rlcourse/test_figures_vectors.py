"""Arrows have their true lengths, are in view, and have names."""

import math

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rlcourse import checks
from rlcourse.figures import plots, vectors

THOUGHT = "Is it there?"


@pytest.fixture
def axes() -> Axes:
    plots.use_style()
    return Figure().add_subplot()


@pytest.mark.parametrize("scale", [1e-3, 1.0, 400.0])
def test_arrows_go_from_tail_to_tip_and_widen_the_limits(axes: Axes, scale: float) -> None:
    axes.set(xlabel="x", ylabel="y")
    vectors.arrow(axes, [2 * scale, scale], colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, [-scale, 3 * scale], tail=[2 * scale, scale], colour=plots.PALETTE[1])
    axes.legend()
    first = checks.vector("a", axes, (0.0, 0.0), (2 * scale, scale), thought=THOUGHT)
    second = checks.vector("b", axes, (2 * scale, scale), (-scale, 3 * scale), thought=THOUGHT)
    assert len(checks.vectors(axes)) == 2
    assert first.look.rgb != second.look.rgb
    checks.in_view("both", axes, x=[-scale, 0.0, 2 * scale], y=[0.0, scale, 3 * scale], thought=THOUGHT)
    assert [(name, look.rgb) for name, look in checks.names(axes)] == [("a", first.look.rgb)]


def test_arrows_refuse_what_is_none(axes: Axes) -> None:
    with pytest.raises(ValueError, match=r"begins and ends at \(0.0, 0.0\)"):
        vectors.arrow(axes, [0, 0], colour="black")
    with pytest.raises(ValueError, match=r"head is \[1.0, 2.0, 3.0\]"):
        vectors.arrow(axes, [1, 2, 3], colour="black")
    with pytest.raises(ValueError, match=r"tail is .*nan"):
        vectors.arrow(axes, [1, 2], tail=[math.nan, 0], colour="black")
    assert not axes.patches


def test_a_right_angle_is_marked_where_there_is_one(axes: Axes) -> None:
    vectors.right_angle(axes, [1, 1], [3, 1], [1, -4], size=0.5)
    corners = np.asarray(axes.lines[0].get_xydata(), dtype=float)
    np.testing.assert_allclose(corners, [[1.5, 1.0], [1.5, 0.5], [1.0, 0.5]])
    with pytest.raises(ValueError, match="not at a right angle"):
        vectors.right_angle(axes, [0, 0], [1, 0], [1, 1], size=0.5)
    with pytest.raises(ValueError, match="second is the corner"):
        vectors.right_angle(axes, [0, 0], [1, 0], [0, 0], size=0.5)
    assert len(axes.lines) == 1
