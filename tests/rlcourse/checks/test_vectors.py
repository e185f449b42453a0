"""Checks of arrows that stand for vectors accept every usual way to draw one, and refuse another place, direction or length."""

from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from rlcourse import checks
from rlcourse.checks import CheckFailedError

Drawing = Callable[[Axes], Any]

TAIL, HEAD = (1.0, -0.5), (3.0, 1.0)
WAY = (HEAD[0] - TAIL[0], HEAD[1] - TAIL[1])
TRUE: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 1}


def axes_with(draw: Drawing, *, equal: bool = True) -> Axes:
    axes = Figure().subplots()
    axes.set(xlim=(-5, 5), ylim=(-5, 5))
    if equal:
        axes.set_aspect("equal")
    draw(axes)
    return axes


def patch(**look: Any) -> FancyArrowPatch:
    usual: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 12}
    return FancyArrowPatch(TAIL, HEAD, **(usual | look))


RIGHT: dict[str, Drawing] = {
    "quiver": lambda axes: axes.quiver(*TAIL, *WAY, **TRUE),
    "quiver among others": lambda axes: axes.quiver([0, TAIL[0]], [0, TAIL[1]], [0, WAY[0]], [0, WAY[1]], color=["r", "b"], **TRUE),
    "quiver, half the scale": lambda axes: axes.quiver(*TAIL, WAY[0] / 2, WAY[1] / 2, angles="xy", scale_units="xy", scale=0.5),
    "quiver, placed by its tip": lambda axes: axes.quiver(*HEAD, *WAY, pivot="tip", **TRUE),
    "annotate": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->"}),
    "annotate, filled": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"color": "g", "width": 1}),
    "annotate the other way": lambda axes: axes.annotate("", xy=TAIL, xytext=HEAD, arrowprops={"arrowstyle": "<-"}),
    "arrow": lambda axes: axes.arrow(*TAIL, *WAY, length_includes_head=True, head_width=0.2),
    "a patch": lambda axes: axes.add_patch(patch()),
    "a patch with an open head": lambda axes: axes.add_patch(patch(arrowstyle="->")),
    "a wide pen": lambda axes: axes.add_patch(patch(lw=4)),
    "annotate with a wide pen": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->", "lw": 4}),
    "annotate, to the very ends": lambda axes: axes.annotate(
        "", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "lw": 3}
    ),
    "half an arrow": lambda axes: axes.arrow(*TAIL, *WAY, length_includes_head=True, head_width=0.4, shape="left"),
    "a simple patch": lambda axes: axes.add_patch(patch(arrowstyle="simple")),
}
WRONG: dict[str, Drawing] = {
    "nothing": Axes.has_data,
    "a line": lambda axes: axes.plot([TAIL[0], HEAD[0]], [TAIL[1], HEAD[1]]),
    "a line without a head": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "-"}),
    "from head to tail": lambda axes: axes.annotate("", xy=TAIL, xytext=HEAD, arrowprops={"arrowstyle": "->"}),
    "from the origin": lambda axes: axes.quiver(0, 0, *HEAD, **TRUE),
    "head and way exchanged": lambda axes: axes.quiver(*TAIL, *HEAD, **TRUE),
    "a quiver of another scale": lambda axes: axes.quiver(*TAIL, *WAY),
    "a head beyond": lambda axes: axes.arrow(*TAIL, *WAY, head_width=0.4, head_length=0.6),
    "white": lambda axes: axes.quiver(*TAIL, *WAY, color="white", **TRUE),
    "shrunk by a share": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"shrink": 0.1, "width": 1}),
    "shrunk at the tail": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->", "shrinkA": 15}),
    "shrunk at the head": lambda axes: axes.annotate("", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->", "shrinkB": 15}),
    "a patch that is shrunk": lambda axes: axes.add_patch(patch(shrinkA=15, shrinkB=15)),
    "from beside a text": lambda axes: axes.annotate("the vector", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->"}),
    "bent": lambda axes: axes.add_patch(patch(connectionstyle="arc3,rad=0.4")),
    "round a corner": lambda axes: axes.annotate(
        "", xy=HEAD, xytext=TAIL, arrowprops={"arrowstyle": "->", "connectionstyle": "angle,angleA=0,angleB=90"}
    ),
    "bent, in outline": lambda axes: axes.add_patch(patch(arrowstyle="simple", connectionstyle="arc3,rad=0.4")),
    "a head of no width": lambda axes: axes.add_patch(patch(arrowstyle="->,head_width=0")),
    "a quiver without heads": lambda axes: axes.quiver(*TAIL, *WAY, headwidth=1, headlength=0, headaxislength=0, **TRUE),
    "a head that nobody sees": lambda axes: axes.arrow(*TAIL, *WAY, length_includes_head=True),
    "clear": lambda axes: axes.add_patch(patch(alpha=0)),
}


@pytest.mark.parametrize("draw", RIGHT.values(), ids=RIGHT)
def test_a_vector_is_found_whichever_way_it_is_drawn(draw: Drawing) -> None:
    found = checks.vector("v", axes_with(draw), TAIL, HEAD, thought="?")
    assert found.tail == pytest.approx(TAIL, abs=0.15)
    assert found.head == pytest.approx(HEAD, abs=0.15)


@pytest.mark.parametrize("draw", WRONG.values(), ids=WRONG)
def test_other_arrows_are_refused(draw: Drawing) -> None:
    with pytest.raises(CheckFailedError, match="v"):
        checks.vector("v", axes_with(draw), TAIL, HEAD, thought="?")


def test_an_arrow_with_two_heads_counts_as_two() -> None:
    for style in ("<->", "<|-|>"):
        axes = axes_with(lambda axes, style=style: axes.add_patch(patch(arrowstyle=style, shrinkA=0, shrinkB=0)))
        found = checks.vectors(axes)
        assert [one.tail for one in found] == [pytest.approx(TAIL), pytest.approx(HEAD)]
        assert [one.head for one in found] == [pytest.approx(HEAD), pytest.approx(TAIL)]


def test_each_vector_has_its_own_colour() -> None:
    axes = axes_with(lambda axes: axes.quiver([0, 0], [0, 0], [1, 2], [2, 1], color=["red", "blue"], **TRUE))
    first, second = (checks.vector("v", axes, (0, 0), head, thought="?").look.rgb for head in ((1, 2), (2, 1)))
    assert (first, second) == ((255, 0, 0), (0, 0, 255))


def test_equal_units_are_asked_for() -> None:
    checks.equal_units(axes_with(Axes.has_data), thought="?")
    wide = Figure(figsize=(8, 3)).subplots()
    with pytest.raises(CheckFailedError, match="as long along x"):
        checks.equal_units(wide, thought="?")


def test_units_are_equal_as_they_are_printed() -> None:
    figure = Figure(figsize=(4, 4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-5, 5), ylim=(-5, 5), position=(0.1, 0.1, 0.8, 0.8))
    axes.set_in_layout(True)
    figure.suptitle("a title\nthat takes\nits room", fontsize=30)
    with pytest.raises(CheckFailedError, match="a unit is as long"):
        checks.equal_units(axes, thought="?")
