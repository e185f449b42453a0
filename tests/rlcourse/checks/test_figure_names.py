"""The name that a legend gives to a line, where the name itself is free."""

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rlcourse import checks
from rlcourse.checks import CheckFailedError

X, Y = [1.0, 2.0, 3.0], [2.0, 5.0, 3.0]
OTHER = [0.0, 1.0, 0.0]


def walk_in(draw: Callable[[Axes], object]) -> str:
    """Draw into new axes, and return the name of the line through X and Y."""
    axes = Figure().subplots()
    draw(axes)
    found = checks.curve("the walk", axes, X, Y, thought="?")
    return checks.name_at("the walk", axes, found, thought="?")


def by_plot(axes: Axes) -> None:
    axes.plot(X, OTHER, label="curve")
    axes.plot(X, Y, marker="o", label="my walk")
    axes.legend()


def by_list(axes: Axes) -> None:
    axes.plot(X, Y, "k.-")
    axes.plot(X, OTHER, "k")
    axes.legend(["my walk", "curve"])


def by_markers(axes: Axes) -> None:
    axes.plot(X, OTHER, label="curve")
    axes.plot(X, Y)
    axes.scatter(X, Y, color="black", label="my walk")
    axes.legend()


def by_figure(axes: Axes) -> None:
    axes.plot(X, OTHER, label="curve")
    axes.plot(X, Y, label="my walk")
    axes.get_figure(root=True).legend()  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.parametrize("draw", [by_plot, by_list, by_markers, by_figure])
def test_name_at_finds_the_name_wherever_it_stands(draw: Callable[[Axes], None]) -> None:
    assert walk_in(draw) == "my walk"


def test_name_at_refuses_a_line_without_a_name() -> None:
    def nameless(axes: Axes) -> None:
        axes.plot(X, OTHER, label="curve")
        axes.plot(X, Y, marker="o")
        axes.legend()

    with pytest.raises(CheckFailedError, match="the name of the walk"):
        walk_in(nameless)
