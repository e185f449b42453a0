"""Checks of figures accept every right way to draw a thing, and refuse what cannot be seen, is elsewhere, or has another's name."""

import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle

from rlcourse import checks
from rlcourse.checks import CheckFailedError
from rlcourse.figures import plots

Drawing = Callable[[Axes], Any]

NOTHING: Drawing = Axes.has_data

X, Y, OTHER = [1.0, 2.0, 3.0, 4.0], [2.0, 5.0, 3.0, 4.0], [1.0, 1.0, 6.0, 0.0]


def axes_with(*drawings: Drawing) -> Axes:
    """One labelled axes of a figure that pyplot does not know, with something drawn in it."""
    axes = Figure().subplots()
    axes.set(xlabel="step", ylabel="return")
    for draw in drawings:
        draw(axes)
    return axes


def refused(check: Callable[[], object], match: str | None = None) -> None:
    with pytest.raises(CheckFailedError, match=match) as caught:
        check()
    assert "Think about: " in str(caught.value)


def cases(table: dict[str, Any]) -> Any:
    """Parameters with the keys of a table as names."""
    return [pytest.param(value, id=key) for key, value in table.items()]


def segments(x: Sequence[float], y: Sequence[float]) -> list[list[tuple[float, float]]]:
    return [[(x[i], y[i]), (x[i + 1], y[i + 1])] for i in range(len(x) - 1)]


# the frame


def labelled(*shape: int, **keywords: Any) -> Figure:
    figure = Figure()
    for number, axes in enumerate(np.ravel(figure.subplots(*shape, squeeze=False, **keywords))):
        axes.set(xlabel="step", ylabel="loss", title=f"panel {number}")
    return figure


def test_a_figure_is_returned_laid_out() -> None:
    for figure in (labelled(1, 2), plt.figure()):
        if not figure.axes:
            figure.add_subplot(xlabel="x", ylabel="y")
        assert checks.figure(figure, thought="?") is figure
        assert not figure.stale
    plt.close("all")


@pytest.mark.parametrize("value", [None, "figure", labelled(1, 1).axes[0], plt])
def test_what_is_no_figure_is_refused(value: object) -> None:
    refused(lambda: checks.figure(value, thought="?"), match="a Figure")


def test_a_figure_without_axes_is_refused() -> None:
    refused(lambda: checks.figure(Figure(), thought="?"), match="number of axes")


@pytest.mark.parametrize("direction", ["x", "y"])
@pytest.mark.parametrize("label", ["", "  "])
def test_both_labels_are_needed_and_may_stand_at_the_figure(direction: str, label: str) -> None:
    figure = labelled(2, 1)
    figure.axes[1].set(**{f"{direction}label": label})
    refused(lambda: checks.figure(figure, thought="?"), match=f"the {direction} label of axes 2")
    getattr(figure, f"sup{direction}label")("time (s)")
    checks.figure(figure, thought="?")


def test_hidden_labels_are_no_labels() -> None:
    figure = labelled(1, 1)
    figure.axes[0].xaxis.label.set_visible(False)
    refused(lambda: checks.figure(figure, thought="?"), match="the x label")
    figure = labelled(1, 1)
    figure.axes[0].yaxis.set_visible(False)
    refused(lambda: checks.figure(figure, thought="?"), match="the y label")


def test_axes_that_measure_nothing_need_no_labels() -> None:
    figure, axes = plt.subplots()
    axes.plot([0, 1])
    assert checks.figure(figure, n_axes=1, labelled=False, thought="?") is figure
    with pytest.raises(checks.CheckFailedError, match="the x label"):
        checks.figure(figure, n_axes=1, thought="?")


def test_axes_that_are_switched_off_need_no_labels() -> None:
    axes = axes_with(lambda axes: axes.text(0, 0, "state"), lambda axes: axes.set(xlabel="", ylabel=""), lambda axes: axes.axis("off"))
    figure = axes.get_figure(root=True)
    assert figure is not None and checks.panels_of(checks.figure(figure, n_axes=1, thought="?")) == [axes]


def by_add_axes(*places: tuple[float, float, float, float]) -> Figure:
    figure = Figure()
    for place in places:
        figure.add_axes(place, xlabel="x", ylabel="y")
    return figure


def in_subfigures(n_rows: int, n_columns: int) -> Figure:
    figure = Figure()
    parts: Any = figure.subfigures(n_rows, n_columns)
    for part in parts.flat:
        part.subplots().set(xlabel="x", ylabel="y")
    return figure


def with_twin() -> Figure:
    figure = labelled(1, 1)
    figure.axes[0].twinx().set(xlabel="x", ylabel="y")
    return figure


def in_grid(*places: tuple[int, int, int]) -> Figure:
    figure = Figure()
    for place in places:
        figure.add_subplot(*place, xlabel="x", ylabel="y")
    return figure


@pytest.mark.parametrize(
    ("figure", "arranged"),
    [
        (labelled(1, 3), "row"),
        (labelled(1, 3, sharey=True, width_ratios=[3, 1, 2]), "row"),
        (labelled(3, 1, sharex=True), "column"),
        (in_grid((1, 3, 3), (1, 3, 1), (1, 3, 2)), "row"),
        (in_grid((3, 1, 3), (3, 1, 2), (3, 1, 1)), "column"),
        (by_add_axes((0.1, 0.1, 0.2, 0.8), (0.4, 0.2, 0.2, 0.6), (0.7, 0.1, 0.2, 0.5)), "row"),
        (in_subfigures(1, 3), "row"),
        (in_subfigures(3, 1), "column"),
    ],
)
def test_panels_stand_as_they_should(figure: Figure, arranged: Any) -> None:
    checks.figure(figure, n_axes=3, arranged=arranged, thought="?")
    refused(
        lambda: checks.figure(figure, n_axes=3, arranged="column" if arranged == "row" else "row", thought="?"), match="the panels stand"
    )
    refused(lambda: checks.figure(figure, n_axes=2, thought="?"), match="expected: 2")
    places = [tuple(axes.get_window_extent().extents) for axes in checks.panels_of(figure)]
    assert places == sorted(places, key=lambda place: place[0] if arranged == "row" else -place[3])


def test_panels_in_a_grid_are_neither_row_nor_column_and_none_may_cover_another() -> None:
    for arranged in ("row", "column"):
        refused(lambda arranged=arranged: checks.figure(labelled(2, 2), n_axes=4, arranged=arranged, thought="?"), match="the panels stand")
    refused(lambda: checks.figure(with_twin(), n_axes=2, thought="?"), match="a place of its own")
    over = by_add_axes((0.1, 0.1, 0.8, 0.8), (0.3, 0.1, 0.6, 0.8))
    refused(lambda: checks.figure(over, n_axes=2, thought="?"), match="a place of its own")


def test_panels_come_as_they_are_read() -> None:
    figure = in_grid((2, 2, 4), (2, 2, 1), (2, 2, 3), (2, 2, 2))
    places = [axes.get_subplotspec().num1 for axes in checks.panels_of(figure)]  # pyright: ignore[reportOptionalMemberAccess]
    assert places == [0, 1, 2, 3]


def test_colour_bars_empty_and_hidden_axes_are_no_panels() -> None:
    figure = Figure()
    grid = figure.subplots(2, 3)
    for axes in grid.flat[:3]:
        axes.set(xlabel="x", ylabel="y")
    image = grid[0, 0].imshow(np.eye(2))
    figure.colorbar(image, ax=grid[0, :])
    figure.colorbar(grid[0, 1].pcolormesh(np.eye(2)), cax=figure.add_axes((0.9, 0.1, 0.02, 0.3)))
    figure.colorbar(ScalarMappable(), cax=figure.add_axes((0.95, 0.1, 0.02, 0.3)))
    grid[1, 0].axis("off")
    grid[1, 1].set_visible(False)
    grid[1, 2].remove()
    assert checks.panels_of(checks.figure(figure, n_axes=3, thought="?")) == grid.flat[:3].tolist()
    assert len(checks.colour_bars_of(figure)) == 3
    assert not checks.colour_bars_of(labelled(1, 1))


# new at each call


def new_by_pyplot() -> Figure:
    plt.figure()
    plt.plot(X, Y)
    plt.xlabel("x")
    plt.ylabel("y")
    return plt.gcf()


def older() -> Figure:
    plt.plot(X, Y)
    plt.xlabel("x")
    plt.ylabel("y")
    return plt.gcf()


def older_and_cleared() -> Figure:
    figure = plt.figure(7)
    figure.clear()
    figure.add_subplot(xlabel="x", ylabel="y")
    return figure


def taken_while_empty() -> Figure:
    figure = plt.gcf()
    figure = plt.figure() if figure.axes else figure
    figure.add_subplot(xlabel="x", ylabel="y")
    return figure


def test_a_figure_must_be_new_at_each_call_and_none_stays_open() -> None:
    plt.close("all")
    for right in (new_by_pyplot, lambda: labelled(1, 1)):
        figure = checks.figure_of(right, n_axes=1, thought="?")
        assert figure.axes
        assert not plt.get_fignums()
    kept = labelled(1, 1)
    for wrong in (older, older_and_cleared, lambda: kept):
        plt.figure(7)
        refused(lambda wrong=wrong: checks.figure_of(wrong, n_axes=1, thought="?"), match="a figure of its own")
        plt.close("all")
    refused(lambda: checks.figure_of(taken_while_empty, n_axes=1, thought="?"), match="a figure of its own")
    assert not plt.get_fignums()
    refused(lambda: checks.figure_of(lambda: None, thought="Return it."), match="Return it")
    refused(lambda: checks.figure_of(labelled, 1, 2, n_axes=2, arranged="column", thought="?"), match="one above the other")


def test_neither_call_changes_an_argument() -> None:
    table = np.arange(6.0).reshape(2, 3)

    def turns(table: np.ndarray[Any, Any]) -> Figure:
        table[:] = table[::-1].copy()
        return labelled(1, 1)

    def leaves(_: object) -> Figure:
        return labelled(1, 1)

    refused(lambda: checks.figure_of(turns, table, thought="?"), match="changed its arguments")
    table[:] = np.arange(6.0).reshape(2, 3)
    inside: Callable[[object], Figure] = lambda _: turns(table)  # noqa: E731
    refused(lambda: checks.figure_of(inside, {"one": (table, 1)}, thought="?"), match="changed its arguments")
    checks.figure_of(leaves, [object(), table], n_axes=1, thought="?")  # the object equals itself alone


def test_a_figure_that_cannot_be_drawn_is_refused_without_a_traceback() -> None:
    figure = labelled(1, 1)
    figure.axes[0].set_title("$\\frac{1}$")
    refused(lambda: checks.figure(figure, thought="?"), match="can be read")


class Noisy(Line2D):
    """A line that complains when it is drawn, as matplotlib does of a sign that its font lacks."""

    def draw(self, renderer: Any) -> None:  # noqa: ARG002  matplotlib passes it
        print("no such sign", file=sys.stderr)


def test_complaints_while_drawing_stay_off_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    axes = axes_with(lambda axes: axes.add_line(Noisy(X, Y)))
    checks.figure(axes.get_figure(root=True), thought="?")
    said = capfd.readouterr()
    assert "no such sign" in said.out and not said.err


# labels and titles


def test_exchanged_labels_are_refused_and_other_words_are_not() -> None:
    def check(x: str, y: str) -> None:
        axes = axes_with(lambda axes: axes.set(xlabel=x, ylabel=y))
        checks.labels(axes, x=("step", "time"), y=("return", "reward"), thought="?")

    for x, y in [("Environment steps", "mean return"), ("t (s)", "score"), ("time", "return per time step")]:
        check(x, y)
    for x, y in [("return", "step"), ("episode reward", "number"), ("number", "steps")]:
        refused(lambda x=x, y=y: check(x, y), match="labels")


def test_labels_that_tell_of_another_unit_are_refused() -> None:
    def steps(label: str) -> None:
        axes = axes_with(lambda axes: axes.set(xlabel=label, ylabel="loss"))
        other = ("update", "episode", "gradient step", "update step", "second", "s", "rad")
        checks.labels(axes, x=("step",), y=("loss",), not_x=other, thought="?")

    def degrees(label: str) -> None:
        axes = axes_with(lambda axes: axes.set(xlabel="time", ylabel=label))
        checks.labels(axes, x=("time",), y=("degree", "deg", "°"), not_y=("rad",), thought="?")

    for label in ["Environment Steps", "training step", "steps over all episodes", "Time steps", "t", "grad", "steps between updates"]:
        steps(label)
    for label in ["updates", "number of updates", "Update steps", "gradient step", "time (s)", "Seconds", "episode"]:
        refused(lambda label=label: steps(label), match="labels")
    for label in ["angle", "angle (degrees)", "angle in °", "gradient of the hill"]:
        degrees(label)
    for label in ["angle (rad)", "angle in radians", "Radian"]:
        refused(lambda label=label: degrees(label), match="labels")


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("after 70 episodes", "70", True),
        ("after 170 episodes", "70", False),
        ("after 70.5 s", "70", False),
        ("largest: 0.050.", "0.050", True),
        ("0.0501", "0.050", False),
        ("10.050", "0.050", False),
        ("Double\nDQN", "double dqn", True),
        ("ε = 0.1 (mean)", "ε = 0.1", True),
        ("abc", "b", False),
        ("$x^2$ (loss)", "(loss)", True),
    ],
)
def test_says(text: str, words: str, expected: bool) -> None:
    assert checks.says(text, words) is expected


TITLES: dict[str, Drawing] = {
    "above": lambda axes: axes.set_title("agent A"),
    "above, left": lambda axes: axes.set_title("agent A: 3 runs", loc="left"),
    "inside": lambda axes: axes.text(0.5, 0.9, "agent A", transform=axes.transAxes),
    "the figure's": lambda axes: axes.figure.suptitle("Agent A"),
    "a text of the figure": lambda axes: axes.figure.text(0.5, 0.95, "agent A"),
}


@pytest.mark.parametrize("draw", cases(TITLES))
def test_a_title_may_stand_anywhere(draw: Drawing) -> None:
    axes = axes_with(draw)
    checks.title("the title", axes, "agent A", thought="?")
    refused(lambda: checks.title("the title", axes, "agent B", thought="?"), match="'agent B'")


def test_panels_are_titled_by_their_own_names() -> None:
    names = ["double DQN", "DQN", "a"]

    def panels(*titles: str, by: str = "axes") -> list[Axes]:
        figure = labelled(1, 3)
        for axes, title in zip(figure.axes, titles, strict=True):
            axes.set_title(title if by == "axes" else "")
            box = axes.get_position()
            if by == "figure":
                figure.text((box.x0 + box.x1) / 2, box.y1 + 0.02, title, ha="center")
        return checks.panels_of(figure)

    for by in ("axes", "figure"):
        checks.titles(panels("double DQN", "DQN", "a", by=by), names, thought="?")
        checks.titles(panels("Double DQN (5 runs)", "DQN, 5 runs", "agent a", by=by), names, thought="?")
        checks.titles(panels("Double DQN", "DQN", "A: 5 runs", by=by), names, thought="?")
        for wrong in (["DOUBLE DQN", "DQN", "a"], ["DQN", "double DQN", "a"], ["double DQN", "double DQN", "a"], ["double DQN", "DQN", ""]):
            refused(lambda wrong=wrong, by=by: checks.titles(panels(*wrong, by=by), names, thought="?"), match="the title of panel")


def test_a_panel_says_what_it_shows_and_not_what_another_one_does() -> None:
    def check(title: str, y: str) -> None:
        checks.about(axes_with(lambda axes: axes.set(title=title, xlabel="t", ylabel=y)), ["reward"], ["regret"], thought="?")

    for title, y in [("Reward", "cumulative reward"), ("", "sum"), ("reward and regret", "mean"), ("A", "reward, no regret")]:
        check(title, y)
    for title, y in [("Regret", "reward"), ("Regret", "sum"), ("", "cumulative regret")]:
        refused(lambda title=title, y=y: check(title, y), match="what a panel says")


def test_suptitle_of_finds_titles_and_texts() -> None:
    figure = labelled(1, 1)
    figure.suptitle("off by")
    figure.text(0.1, 0.9, "0.050")
    assert checks.suptitle_of(figure) == "off by 0.050"


# curves

RIGHT_CURVES: dict[str, Drawing] = {
    "line": lambda axes: axes.plot(X, Y),
    "line with markers": lambda axes: axes.plot(X, Y, "o--"),
    "line beside a scatter": lambda axes: (axes.scatter(X, Y), axes.plot(X, Y)),
    "markers and line apart": lambda axes: (axes.plot(X, Y, "o"), axes.plot(X, Y, ":")),
    "from right to left": lambda axes: axes.plot(X[::-1], Y[::-1]),
    "pale": lambda axes: axes.plot(X, Y, color="0.85", linewidth=0.4),
    "transparent": lambda axes: axes.plot(X, Y, alpha=0.15),
    "steps": lambda axes: axes.step(X, Y, where="mid"),
    "colour map": lambda axes: axes.plot(X, Y, color=mpl.colormaps["viridis"](0.3)),
    "row of an array": lambda axes: axes.plot(X, Y, color=np.array([[0.1, 0.2, 0.9]])[0]),
    "collection": lambda axes: (axes.add_collection(LineCollection([np.column_stack([X, Y])])), axes.autoscale_view()),
    "collection in pieces": lambda axes: axes.add_collection(LineCollection(segments(X, Y), array=[0.0, 1.0, 2.0])),
    "lines in pieces": lambda axes: [axes.plot(*np.transpose(piece)) for piece in segments(X, Y)],
    "white on black": lambda axes: (axes.set_facecolor("black"), axes.plot(X, Y, color="white")),
    "white on a picture": lambda axes: (axes.imshow(np.eye(6)), axes.plot(X, Y, color="white")),
    "white on contours": lambda axes: (axes.contourf(np.eye(6)), axes.plot(X, Y, color="white")),
    "among others": lambda axes: (axes.plot(X, OTHER), axes.plot(X, Y), axes.axhline(1.0)),
    "semilogy": lambda axes: axes.semilogy(X, Y),
    "errorbar": lambda axes: axes.errorbar(X, Y, yerr=0.5),
    "through pyplot's masked array": lambda axes: axes.plot(np.ma.masked_array(X), Y),
    "rounded as float32": lambda axes: axes.plot(X, np.array(Y, dtype=np.float32) * np.float32(1 + 1e-6)),
}

WRONG_CURVES: dict[str, tuple[Drawing, str]] = {
    "nothing": (NOTHING, "0 lines"),
    "other data": (lambda axes: axes.plot(X, OTHER), "1 line that"),
    "slightly other data": (lambda axes: axes.plot(X, np.array(Y) + 1e-4), "none with these"),
    "over the index": (lambda axes: axes.plot(Y), "none with these"),
    "other order": (lambda axes: axes.plot([1, 3, 2, 4], [2, 3, 5, 4]), "none with these"),
    "a point missing": (lambda axes: axes.plot(X[1:], Y[1:]), "none with these"),
    "scatter": (lambda axes: axes.scatter(X, Y), "0 lines"),
    "markers": (lambda axes: axes.plot(X, Y, "o"), "markers alone"),
    "no line, no marker": (lambda axes: axes.plot(X, Y, linestyle="none"), "0 lines"),
    "no width": (lambda axes: axes.plot(X, Y, linewidth=0), "0 lines"),
    "no opacity": (lambda axes: axes.plot(X, Y, alpha=0), "0 lines"),
    "white": (lambda axes: axes.plot(X, Y, color="white"), "0 lines"),
    "nearly white": (lambda axes: axes.plot(X, Y, color="0.98"), "0 lines"),
    "clear colour": (lambda axes: axes.plot(X, Y, color=(0.0, 0.0, 1.0, 0.0)), "0 lines"),
    "black on black": (lambda axes: (axes.set_facecolor("black"), axes.plot(X, Y, color="k")), "0 lines"),
    "hidden": (lambda axes: axes.plot(X, Y, visible=False), "0 lines"),
    "out of view": (lambda axes: (axes.plot(X, Y), axes.set_ylim(100, 200)), "0 lines"),
    "units of the axes": (lambda axes: axes.plot(X, Y, transform=axes.transAxes), "0 lines"),
    "collection of no width": (lambda axes: axes.add_collection(LineCollection([np.column_stack([X, Y])], linewidths=0)), "0 lines"),
    "invisible collection": (lambda axes: axes.add_collection(LineCollection([np.column_stack([X, Y])], colors="white")), "0 lines"),
}


@pytest.mark.parametrize("draw", cases(RIGHT_CURVES))
def test_curves_accepted(draw: Drawing) -> None:
    found = checks.curve("the returns", axes_with(draw), X, Y, thought="?")
    assert found.look.line
    assert sorted(found.x) == X


def test_points_that_show_nothing_before_and_after_a_curve_do_not_count() -> None:
    nothing = [np.nan]
    padded = axes_with(lambda axes: axes.plot([0.0, *X, 9.0], [*nothing, *Y, *nothing]))
    checks.curve("the returns", padded, X, Y, thought="?")
    gap = axes_with(lambda axes: axes.plot(X, [Y[0], *nothing, *Y[2:]]))
    refused(lambda: checks.curve("the returns", gap, X, Y, thought="?"), match="none with these")


@pytest.mark.parametrize(("draw", "match"), [pytest.param(*case, id=name) for name, case in WRONG_CURVES.items()])
def test_curves_refused(draw: Drawing, match: str) -> None:
    refused(lambda: checks.curve("the returns", axes_with(draw), X, Y, thought="?"), match=match)


def test_curves_tell_their_looks() -> None:
    axes = axes_with(
        lambda axes: axes.plot(X, Y, "s--", color="C1", linewidth=3, label="a", markerfacecolor="k"),
        lambda axes: axes.plot(X, OTHER, "o", label="_hidden", color=(1, 0, 0)),
        lambda axes: axes.axhline(2.0),
        lambda axes: axes.step(X, Y),
    )
    one, other, steps = checks.curves(axes)
    assert (one.name, one.look.line, one.look.marker, one.look.style, one.look.symbol, one.look.width) == ("a", True, True, "--", "s", 3.0)
    assert one.look.rgb == (255, 127, 14)
    assert (other.name, other.look.line, other.look.marker, other.look.rgb) == ("", False, True, (255, 0, 0))
    assert steps.is_step and not one.is_step


def test_a_logarithmic_scale_knows_small_numbers_apart() -> None:
    small = [3e-9, 2e-7, 4e-5, 1e-2]
    axes = axes_with(lambda axes: axes.semilogy(X, [1e-9, *small[1:]]))
    refused(lambda: checks.curve("sizes", axes, X, small, thought="?"))
    checks.curve("sizes", axes_with(lambda axes: axes.semilogy(X, small)), X, small, thought="?")


def test_a_single_point_and_gaps() -> None:
    checks.curve("one", axes_with(lambda axes: axes.plot([1], [2])), [1], [2], thought="?")
    with_gap = [2.0, np.nan, 3.0, 4.0]
    checks.curve("gap", axes_with(lambda axes: axes.plot(X, np.ma.masked_invalid(with_gap))), X, with_gap, thought="?")


# names


def named_lines(legend: Drawing = Axes.legend, swapped: bool = False, **looks: Any) -> Drawing:
    """Two lines of the names "mean" and "run", and a legend."""

    def draw(axes: Axes) -> None:
        first, second = ("run", "mean") if swapped else ("mean", "run")
        axes.plot(X, Y, label=first, **looks.get("mean", {}))
        axes.plot(X, OTHER, label=second, **looks.get("run", {}))
        legend(axes)

    return draw


def opaque_legend(axes: Axes) -> None:
    for handle in axes.legend().legend_handles:
        assert handle is not None
        handle.set_alpha(1.0)


def thick_legend(axes: Axes) -> None:
    for line in axes.legend().get_lines():
        line.set_linewidth(4.0)


def by_hand(kind: Callable[[Any, str], Any], *names: str) -> Callable[[Axes], None]:
    def legend(axes: Axes) -> None:
        axes.legend(handles=[kind(line.get_color(), name) for line, name in zip(axes.get_lines(), names, strict=True)])

    return legend


def patch_handle(colour: Any, name: str) -> Patch:
    return Patch(color=colour, label=name)


def line_handle(colour: Any, name: str) -> Line2D:
    return Line2D([], [], color=colour, label=name)


def marker_handle(colour: Any, name: str) -> Line2D:
    return Line2D([], [], marker="o", color="w", markerfacecolor=colour, label=name)


def grey_patches(axes: Axes) -> None:
    axes.legend(handles=[Patch(color="C7", label=name) for name in ("mean", "run")])


def two_legends(axes: Axes) -> None:
    first, second = axes.get_lines()
    axes.add_artist(axes.legend(handles=[first]))
    axes.legend(handles=[second], loc="lower right")


def at_the_ends(axes: Axes, names: Sequence[str] = ("mean", "run")) -> None:
    axes.text(X[-1] + 0.05, Y[-1], names[0])
    axes.annotate(names[1], (X[-1], OTHER[-1]), xytext=(4, 0), textcoords="offset points")


def beside_the_axes(axes: Axes, names: Sequence[str] = ("mean", "run")) -> None:
    for line, name in zip(axes.get_lines(), names, strict=True):
        height = float(np.asarray(line.get_ydata())[-1])
        axes.text(1.01, height, name, color=line.get_color(), transform=axes.get_yaxis_transform(), va="center")


SAME: dict[str, Any] = {"color": "C0"}
RIGHT_NAMES: dict[str, Drawing] = {
    "legend": named_lines(),
    "the figure's legend": named_lines(lambda axes: axes.figure.legend()),
    "a list of names": named_lines(lambda axes: axes.legend(["mean", "run"])),
    "patches": named_lines(by_hand(patch_handle, "mean", "run")),
    "lines by hand": named_lines(by_hand(line_handle, "mean", "run")),
    "markers by hand": named_lines(by_hand(marker_handle, "mean", "run")),
    "two legends": named_lines(two_legends),
    "at the lines": named_lines(at_the_ends),
    "beside the axes, in colour": named_lines(beside_the_axes),
    "error bars": lambda axes: (axes.errorbar(X, Y, yerr=0.1, label="mean"), axes.errorbar(X, OTHER, yerr=0.1, label="run"), axes.legend()),
    "collections": lambda axes: (
        axes.add_collection(LineCollection([np.column_stack([X, Y])], colors="r", label="mean")),
        axes.add_collection(LineCollection([np.column_stack([X, OTHER])], colors="b", label="run")),
        axes.autoscale_view(),
        axes.legend(),
    ),
    "longer names": named_lines(lambda axes: axes.legend(["mean of 5 runs", "run (each)"])),
    "opaque legend": named_lines(opaque_legend, run={"alpha": 0.3}),
    "thick legend": named_lines(thick_legend),
    "one colour, styles": named_lines(mean=SAME, run=SAME | {"linestyle": "--"}),
    "one colour, markers": named_lines(mean=SAME | {"marker": "o"}, run=SAME | {"marker": "s"}),
    "one colour, widths": named_lines(mean=SAME | {"linewidth": 3}, run=SAME | {"linewidth": 1}),
    "one colour, opacity": named_lines(mean=SAME, run=SAME | {"alpha": 0.3}),
    "rows of an array": named_lines(mean={"color": np.array([1.0, 0.0, 0.0])}, run={"color": np.array([0.0, 0.0, 1.0, 1.0])}),
    "names at scatters of other colours": lambda axes: (
        axes.plot(X, Y, color="grey"),
        axes.plot(X, OTHER, color="grey"),
        axes.scatter(X, Y, label="mean"),
        axes.scatter(X, OTHER, label="run"),
        axes.legend(),
    ),
}

WRONG_NAMES: dict[str, Drawing] = {
    "no legend": named_lines(NOTHING),
    "in capitals": named_lines(lambda axes: axes.legend(["Mean", "RUN"])),
    "hidden legend": named_lines(lambda axes: axes.legend().set_visible(False)),
    "swapped labels": named_lines(swapped=True),
    "swapped list": named_lines(lambda axes: axes.legend(["run", "mean"])),
    "swapped in the figure's legend": named_lines(lambda axes: axes.figure.legend(axes.get_lines(), ["run", "mean"])),
    "swapped patches": named_lines(by_hand(patch_handle, "run", "mean")),
    "swapped at the lines": named_lines(lambda axes: at_the_ends(axes, ("run", "mean"))),
    "swapped beside the axes": named_lines(lambda axes: beside_the_axes(axes, ("run", "mean"))),
    "swapped error bars": lambda axes: (axes.errorbar(X, Y, label="run"), axes.errorbar(X, OTHER, label="mean"), axes.legend()),
    "swapped styles": named_lines(swapped=True, mean=SAME, run=SAME | {"linestyle": "--"}),
    "swapped markers": named_lines(swapped=True, mean=SAME | {"marker": "o"}, run=SAME | {"marker": "s"}),
    "swapped widths": named_lines(swapped=True, mean=SAME | {"linewidth": 3}, run=SAME | {"linewidth": 1}),
    "other names": named_lines(lambda axes: axes.legend(["a", "b"])),
    "handles of no colour that is there": named_lines(grey_patches),
}


@pytest.mark.parametrize("draw", cases(RIGHT_NAMES))
def test_names_accepted(draw: Drawing) -> None:
    axes = axes_with(draw)
    assert checks.curve("the mean", axes, X, Y, name="mean", thought="?").y.tolist() == Y
    assert checks.curve("the run", axes, X, OTHER, name="run", thought="?").y.tolist() == OTHER
    checks.named("the legend", axes, ["mean", "run"], thought="?")


@pytest.mark.parametrize("draw", cases(WRONG_NAMES))
def test_names_refused(draw: Drawing) -> None:
    refused(lambda: checks.curve("the mean", axes_with(draw), X, Y, name="mean", thought="?"), match="the name of the mean")


@pytest.mark.parametrize("coordinates", ["data", "axes fraction"])
def test_annotations_are_read_from_one_drawing(coordinates: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, axes = plt.subplots()
    for slope in range(1, 5):
        axes.plot(X, np.multiply(slope, X), color=f"C{slope}")
    axes.set(xlim=(0, 4), ylim=(0, 16))
    for slope in range(1, 5):
        at = (4, 4 * slope) if coordinates == "data" else (1.0, slope / 4)
        axes.annotate(f"slope {slope}", at, xycoords=coordinates, color=f"C{slope}")
    draws: list[Figure] = []
    draw = Figure.draw_without_rendering

    def counted(figure: Figure) -> None:
        draws.append(figure)
        draw(figure)

    monkeypatch.setattr(Figure, "draw_without_rendering", counted)
    for _ in range(2):
        for slope in range(1, 5):
            checks.curve("the line", axes, X, np.multiply(slope, X), name=f"slope {slope}", thought="?")
    assert len(draws) <= 2
    assert [name for name, _ in checks.names(axes)] == [f"slope {slope}" for slope in range(1, 5)]


def test_a_marker_at_nan_or_infinity_is_at_no_place() -> None:
    axes = axes_with(lambda axes: axes.plot([1.0, 2.0, np.nan, 3.0], [2.0, np.inf, 1.0, np.nan], "o"))
    checks.scatter("the point", axes, [1.0], [2.0], thought="?")
    for place in ((2.0, np.inf), (np.nan, 1.0), (np.inf, 1.0), (3.0, np.nan)):
        refused(lambda place=place: checks.scatter("the point", axes, [place[0]], [place[1]], thought="?"))


@pytest.mark.parametrize("names", [["the function", "the path"], ["the path", "the function"]])
def test_a_text_where_lines_meet_belongs_to_the_one_that_has_its_place_as_a_point(names: list[str]) -> None:
    grid = np.linspace(0, 5, 200)
    axes = axes_with(lambda axes: axes.plot(grid, grid**2, color="k"), lambda axes: axes.plot(X, np.square(X), "o-", color="C3"))
    for name in names:
        axes.annotate(name, {"the function": (0.0, 0.0), "the path": (X[0], X[0] ** 2)}[name])
    path = checks.curve("the path", axes, X, np.square(X), name="the path", thought="?")
    assert checks.name_at("the path", axes, path, thought="?") == "the path"
    assert checks.name_at("the curve", axes, checks.curves(axes)[0], thought="?") == "the function"


def test_a_legend_in_one_panel_serves_its_neighbours() -> None:
    figure = labelled(1, 2)
    left, right = figure.axes
    for axes, (mean, run) in ((left, (Y, OTHER)), (right, (OTHER, Y))):
        axes.plot(X, mean, color="C3", label="mean")
        axes.plot(X, run, color="C4", label="run")
    right.legend()
    checks.curve("the mean", left, X, Y, name="mean", thought="?")
    checks.curve("the mean", right, X, OTHER, name="mean", thought="?")
    refused(lambda: checks.curve("the mean", left, X, OTHER, name="mean", thought="?"))
    refused(lambda: checks.named("the legend", left, ["mean", "goal"], thought="?"), match="'goal'")


# names that are free


def four_marks(*labels: str, legend: Drawing = Axes.legend) -> Drawing:
    """Runs as dots, their mean as a line of the same colour, a band of that colour, and a goal."""

    def draw(axes: Axes) -> None:
        runs, mean, spread, goal = labels
        axes.scatter(X, OTHER, color="C0", label=runs)
        axes.plot(X, Y, color="C0", label=mean)
        axes.fill_between(X, LOW, HIGH, color="C0", alpha=0.2, label=spread)
        axes.axhline(2.5, color="C0", linestyle=":", label=goal)
        legend(axes)

    return draw


def names_of_four(draw: Drawing, *, needed: bool = True) -> dict[str, str]:
    axes = axes_with(draw)
    return checks.own_names(
        axes,
        {
            "the runs": (checks.scatter("the runs", axes, X, OTHER, thought="?"), ["run", "seed"]),
            "the mean": (checks.curve("the mean", axes, X, Y, thought="?"), ["mean", "average"]),
            "the band": (checks.band("the band", axes, X, LOW, HIGH, thought="?"), ["interval", "%"]),
            "the goal": (checks.level("the goal", axes, 2.5, thought="?"), ["goal"]),
        },
        needed=needed,
        thought="?",
    )


def test_marks_of_one_colour_have_names_of_their_own() -> None:
    for labels in (
        ["each run", "mean", "95 % interval", "the goal"],
        ["a", "b", "c", "d"],
        ["runs", "mean of 5 runs", "interval of the mean", "goal"],
    ):
        legends: list[Drawing] = [Axes.legend, lambda axes: axes.figure.legend(), opaque_legend]
        for legend in legends:
            assert list(names_of_four(four_marks(*labels, legend=legend)).values()) == labels
    wrong = (
        ["mean", "runs", "interval", "goal"],
        ["runs", "goal", "interval", "mean"],
        ["runs", "mean", "goal", "interval"],
        ["runs", "mean", "mean", "goal"],
        ["runs", "", "interval", "goal"],
        ["runs", "line 1", "interval", "goal"],
        ["runs", "mean", "interval", "Curve B"],
        ["runs", "the second line", "interval", "goal"],
    )
    for labels in wrong:
        refused(lambda labels=labels: names_of_four(four_marks(*labels)), match="the name of")
    assert names_of_four(four_marks("", "mean", "", "goal"), needed=False) == {"the mean": "mean", "the goal": "goal"}
    assert names_of_four(four_marks("a", "b", "c", "d", legend=NOTHING), needed=False) == {}
    refused(lambda: names_of_four(four_marks("", "goal", "", "mean"), needed=False), match="the name of")


def test_points_plotted_one_by_one_have_their_name_although_the_legend_shows_a_line_beside_it() -> None:
    def one_by_one(axes: Axes, y: Sequence[float], colour: str, label: str) -> None:
        for k, (x, here) in enumerate(zip(X, y, strict=True)):
            axes.plot(x, here, marker="o", color=colour, label=None if k else label)  # of one point, no line is seen

    def check(runs: str, mean: str, *, mean_colour: str) -> dict[str, str]:
        drawings: list[Drawing] = [
            lambda axes: one_by_one(axes, OTHER, "C0", runs),
            lambda axes: axes.plot(X, Y, color=mean_colour, label=mean),
            Axes.legend,
        ]
        axes = axes_with(*drawings)
        found = checks.scatter("the runs", axes, X, OTHER, name=runs, joined=False, only=True, thought="?")
        line = checks.curve("the mean", axes, X, Y, name=mean, thought="?")
        return checks.own_names(axes, {"the runs": (found, ["run"]), "the mean": (line, ["mean"])}, thought="?")

    for colour in ("C0", "C1"):
        assert check("runs", "mean", mean_colour=colour) == {"the runs": "runs", "the mean": "mean"}
        refused(lambda colour=colour: check("mean", "runs", mean_colour=colour), match="the name of")
    two = axes_with(lambda axes: one_by_one(axes, Y, "C0", "a"), lambda axes: one_by_one(axes, OTHER, "C1", "b"), Axes.legend)
    checks.scatter("the runs", two, X, Y, name="a", thought="?")
    refused(lambda: checks.scatter("the runs", two, X, Y, name="b", thought="?"), match="another look")


def test_a_line_through_markers_has_its_own_name_before_theirs() -> None:
    for draw_line_first in (True, False):
        drawings: list[Drawing] = [
            lambda axes: axes.plot(X, X, color="C0", label="ideal"),
            lambda axes: axes.scatter(X, X, color="C1", label="examples"),
        ]
        axes = axes_with(*(drawings if draw_line_first else drawings[::-1]), Axes.legend)
        line, cloud = checks.curve("the line", axes, X, X, thought="?"), checks.scatter("the markers", axes, X, X, thought="?")
        names = checks.own_names(axes, {"the markers": (cloud, []), "the line": (line, [])}, thought="?")
        assert names == {"the markers": "examples", "the line": "ideal"}


# points

CYCLE = ["C0", "C1", "C0", "C1"]
RIGHT_POINTS: dict[str, Drawing] = {
    "one call": lambda axes: axes.scatter(X, Y, c=CYCLE),
    "a call for each": lambda axes: [axes.scatter(x, y, color=c) for x, y, c in zip(X, Y, CYCLE, strict=True)],
    "a call for each group": lambda axes: (axes.scatter(X[::2], Y[::2]), axes.scatter(X[1::2], Y[1::2])),
    "other order": lambda axes: axes.scatter(X[::-1], Y[::-1], c=CYCLE[::-1]),
    "colour map": lambda axes: axes.scatter(X, Y, c=[0, 1, 0, 1], cmap="coolwarm"),
    "rows of an array": lambda axes: axes.scatter(X, Y, c=np.array([[0.9, 0.1, 0.1], [0.1, 0.1, 0.9]] * 2)),
    "markers without line": lambda axes: (axes.plot(X[::2], Y[::2], "o"), axes.plot(X[1::2], Y[1::2], linestyle="none", marker="^")),
    "hollow": lambda axes: axes.scatter(X, Y, facecolors="none", edgecolors=CYCLE),
    "crosses": lambda axes: axes.scatter(X, Y, c=CYCLE, marker="x"),
    "plotted crosses": lambda axes: (axes.plot(X[::2], Y[::2], "rx"), axes.plot(X[1::2], Y[1::2], "b+")),
}

WRONG_POINTS: dict[str, Drawing] = {
    "nothing": NOTHING,
    "line alone": lambda axes: axes.plot(X, Y),
    "exchanged axes": lambda axes: axes.scatter(Y, X),
    "one missing": lambda axes: axes.scatter(X[1:], Y[1:]),
    "size 0": lambda axes: axes.scatter(X, Y, s=0),
    "white": lambda axes: axes.scatter(X, Y, c="white"),
    "no opacity": lambda axes: axes.scatter(X, Y, alpha=0),
    "no face, no edge": lambda axes: axes.scatter(X, Y, facecolors="none", edgecolors="none"),
    "hidden": lambda axes: axes.scatter(X, Y).set_visible(False),
    "out of view": lambda axes: (axes.scatter(X, Y), axes.set_xlim(-9, 1.5)),
    "a marker at every second": lambda axes: axes.plot(X, Y, "o", markevery=2),
    "markers of size 0": lambda axes: axes.plot(X, Y, "o", markersize=0),
    "hidden by the colour of the paper": lambda axes: axes.scatter(X, Y, c="w", edgecolors="w"),
    "white crosses": lambda axes: axes.plot(X, Y, "x", color="white", markerfacecolor="red"),
}


@pytest.mark.parametrize("draw", cases(RIGHT_POINTS))
def test_points_accepted(draw: Drawing) -> None:
    colours = checks.scatter("the runs", axes_with(draw), X, Y, joined=False, only=True, thought="?").colours
    assert colours.shape == (4, 4)
    checks.told_apart("the settings", {"a": colours[::2], "b": colours[1::2]}, thought="?")


@pytest.mark.parametrize("draw", cases(WRONG_POINTS))
def test_points_refused(draw: Drawing) -> None:
    refused(lambda: checks.scatter("the runs", axes_with(draw), X, Y, thought="?"), match="a marker at")


def test_points_may_be_joined_or_not() -> None:
    both = axes_with(lambda axes: axes.plot(X, Y, "o-"))
    checks.scatter("the path", both, X, Y, joined=True, thought="?")
    refused(lambda: checks.scatter("the runs", both, X, Y, joined=False, thought="?"), match="not joined")
    crossing = axes_with(lambda axes: axes.scatter(X, Y), lambda axes: axes.plot([0, 5], [1, 6]), lambda axes: axes.axhline(2.0))
    checks.scatter("the runs", crossing, X, Y, joined=False, thought="?")
    refused(lambda: checks.scatter("the path", crossing, X, Y, joined=True, thought="?"), match="points that are joined")


def test_points_alone_and_their_names() -> None:
    axes = axes_with(lambda axes: axes.scatter(X, Y, label="a"), lambda axes: axes.scatter(X, OTHER, label="b"), lambda axes: axes.legend())
    checks.scatter("the runs", axes, X, Y, name="a", thought="?")
    refused(lambda: checks.scatter("the runs", axes, X, Y, only=True, thought="?"), match="one more at")
    refused(lambda: checks.scatter("the runs", axes, X, Y, name="b", thought="?"), match="another look")
    refused(lambda: checks.scatter("the runs", axes, X, Y, name="c", thought="?"), match="a legend with 'c'")
    assert [len(cloud.xy) for cloud in checks.points(axes)] == [4, 4]


def test_a_pixel_on_a_line_is_no_marker() -> None:
    assert not checks.points(axes_with(lambda axes: axes.plot(X, Y, ",-")))
    assert len(checks.points(axes_with(lambda axes: axes.plot(X, Y, ",")))) == 1
    assert len(checks.points(axes_with(lambda axes: axes.plot(X, Y, ".-")))) == 1


def test_a_text_in_the_colour_of_its_legend_is_no_name() -> None:
    def with_legend(**looks: Any) -> Axes:
        return axes_with(lambda axes: axes.plot(X, Y, label="returns"), lambda axes: axes.legend(**looks))

    for looks in ({}, {"labelcolor": "white", "facecolor": "0.2"}, {"labelcolor": "linecolor"}, {"labelcolor": "white", "frameon": False}):
        checks.named("names", with_legend(**looks), ["returns"], thought="?")
    for looks in (
        {"labelcolor": "white"},
        {"labelcolor": "white", "framealpha": 1.0},
        {"labelcolor": "0.2", "facecolor": "0.2", "framealpha": 1.0},
    ):
        refused(lambda looks=looks: checks.named("names", with_legend(**looks), ["returns"], thought="?"), match="names")


def test_markers_on_lines_may_be_left_out() -> None:
    axes = axes_with(lambda axes: axes.plot(X, Y, "o-"), lambda axes: axes.plot(X, OTHER, "o"))
    assert [cloud.xy[:, 1].tolist() for cloud in checks.points(axes)] == [Y, OTHER]
    assert [cloud.xy[:, 1].tolist() for cloud in checks.points(axes, on_lines=False)] == [OTHER]


def test_told_apart_wants_one_colour_for_each_name() -> None:
    blue, red = (0.0, 0.0, 1.0, 1.0), (1.0, 0.0, 0.0, 1.0)
    checks.told_apart("settings", {"a": [blue, blue], "b": [red]}, thought="?")
    refused(lambda: checks.told_apart("settings", {"a": [blue, red], "b": [red]}, thought="?"), match="one colour for 'a'")
    refused(lambda: checks.told_apart("settings", {"a": [blue], "b": [blue]}, thought="?"), match="of its own")
    nearly = (0.0, 0.0, 254 / 255, 1.0)
    refused(lambda: checks.told_apart("settings", {"a": [blue], "b": [nearly], "c": [red]}, thought="?"), match="of its own")
    checks.told_apart("settings", {"a": [blue, nearly], "b": [red]}, thought="?")
    for colours in (mpl.colormaps["viridis"](np.linspace(0, 1, 12)), mpl.colormaps["tab20"](np.arange(20))):
        checks.told_apart("settings", {str(number): [tuple(colour)] for number, colour in enumerate(colours)}, thought="?")
    refused(lambda: checks.told_apart("settings", {"a": [], "b": [red]}, thought="?"), match="one colour for 'a'")
    one, other = checks.curves(axes_with(lambda axes: axes.plot(X, Y), lambda axes: axes.plot(X, OTHER)))
    checks.told_apart("lines", {"a": [one.look], "b": [other.look]}, thought="?")
    refused(lambda: checks.told_apart("lines", {"a": [one.look], "b": [one.look]}, thought="?"))


# levels

RIGHT_LEVELS: dict[str, Drawing] = {
    "axhline": lambda axes: axes.axhline(2.5, label="goal"),
    "axhline, part of the way": lambda axes: axes.axhline(2.5, 0.1, 0.9, linestyle=":", label="goal"),
    "hlines": lambda axes: axes.hlines(2.5, 1, 4, label="goal"),
    "several hlines": lambda axes: axes.hlines([1.5, 2.5], 1, 4, colors=["k", "k"], label="goal"),
    "plotted": lambda axes: axes.plot(X, [2.5] * 4, label="goal"),
    "plotted from end to end": lambda axes: axes.plot([1, 4], [2.5, 2.5], label="goal"),
    "axline by slope": lambda axes: axes.axline((0, 2.5), slope=0, label="goal"),
    "axline by points": lambda axes: axes.axline((0, 2.5), (1, 2.5), label="goal"),
}

WRONG_LEVELS: dict[str, Drawing] = {
    "nothing": NOTHING,
    "elsewhere": lambda axes: axes.axhline(2.501, label="goal"),
    "upright": lambda axes: axes.axvline(2.5, label="goal"),
    "sloping": lambda axes: axes.plot([1, 4], [2.5, 2.6], label="goal"),
    "markers": lambda axes: axes.plot(X, [2.5] * 4, "o", label="goal"),
    "white": lambda axes: axes.axhline(2.5, color="white", label="goal"),
    "no line": lambda axes: axes.axhline(2.5, linestyle="none", label="goal"),
    "white hlines": lambda axes: axes.hlines(2.5, 1, 4, colors="white", label="goal"),
    "out of view": lambda axes: (axes.axhline(2.5, label="goal"), axes.set_ylim(3, 4)),
}


@pytest.mark.parametrize("draw", cases(RIGHT_LEVELS))
def test_levels_accepted(draw: Drawing) -> None:
    axes = axes_with(lambda axes: axes.plot(X, Y, color="C5", label="returns"), draw, lambda axes: axes.legend())
    checks.level("the goal", axes, 2.5, name="goal", thought="?")
    refused(lambda: checks.level("the goal", axes, 2.5, name="returns", thought="?"), match="the name of the goal")


@pytest.mark.parametrize("draw", cases(WRONG_LEVELS))
def test_levels_refused(draw: Drawing) -> None:
    refused(lambda: checks.level("the goal", axes_with(draw), 2.5, thought="?"), match="a horizontal line at y = 2.5")


def test_a_level_of_no_length_shows_nothing_unless_all_data_are_at_one_place() -> None:
    draws: list[Drawing] = [lambda axes: axes.plot([1], [2.5], label="goal"), lambda axes: axes.hlines(2.5, 1, 1, label="goal")]
    for draw in draws:
        checks.level("the goal", axes_with(lambda axes: axes.plot([1], [4], "o"), draw), 2.5, thought="?")
        wide = axes_with(lambda axes: axes.plot(X, Y), draw)
        refused(lambda wide=wide: checks.level("the goal", wide, 2.5, thought="?"), match="a horizontal line at y = 2.5")


UPRIGHT: dict[str, Drawing] = {
    "axvline": lambda axes: axes.axvline(3.0),
    "vlines": lambda axes: axes.vlines(3.0, 0, 1),
    "plotted": lambda axes: axes.plot([3, 3], [0, 1]),
    "axline": lambda axes: axes.axline((3, 0), slope=np.inf),
}


ACROSS: dict[str, Drawing] = {
    **RIGHT_LEVELS,
    "in two pieces": lambda axes: (axes.hlines(2.5, 1, 2), axes.hlines(2.5, 2, 4)),
    "hlines, in shares of the axes": lambda axes: axes.hlines(2.5, 0, 1, transform=axes.get_yaxis_transform()),
    "on a logarithmic axis": lambda axes: (axes.set_xscale("log"), axes.axhline(2.5)),
    "at a height on a logarithmic axis": lambda axes: (axes.set_yscale("log"), axes.axhline(2.5)),
}

NOT_ACROSS: dict[str, Drawing] = {
    "axhline over a half": lambda axes: axes.axhline(2.5, 0.0, 0.5),
    "hlines over a half": lambda axes: axes.hlines(2.5, 1, 2.5),
    "hlines over half of the axes": lambda axes: axes.hlines(2.5, 0, 0.5, transform=axes.get_yaxis_transform()),
    "plotted over the second half": lambda axes: axes.plot([2.5, 4], [2.5, 2.5]),
    "half of a logarithmic axis": lambda axes: (axes.set_xscale("log"), axes.axhline(2.5, 0.0, 0.5)),
    "one point": lambda axes: axes.plot([1], [2.5]),
}


@pytest.mark.parametrize("draw", cases(ACROSS))
def test_levels_across_all_curves(draw: Drawing) -> None:
    checks.level("the goal", axes_with(lambda axes: axes.plot(X, Y), draw), 2.5, across=True, thought="?")


@pytest.mark.parametrize("draw", cases(NOT_ACROSS))
def test_levels_that_end_too_early(draw: Drawing) -> None:
    refused(lambda: checks.level("the goal", axes_with(lambda axes: axes.plot(X, Y), draw), 2.5, across=True, thought="?"))


def test_a_level_far_up_a_logarithmic_axis_is_read_quietly(recwarn: pytest.WarningsRecorder) -> None:
    axes = axes_with(lambda axes: axes.plot(X, [1.0, 10.0, 1e5, 1e9]), lambda axes: (axes.set_yscale("log"), axes.axhline(1e8)))
    checks.level("the goal", axes, 1e8, across=True, thought="?")
    assert not recwarn.list


def test_upright_levels_across_all_curves() -> None:
    def check(draw: Drawing) -> None:
        checks.level("the start", axes_with(lambda axes: axes.plot(X, Y), draw), 2.0, upright=True, across=True, thought="?")

    check(lambda axes: axes.axvline(2.0))
    refused(lambda: check(lambda axes: axes.axvline(2.0, 0.5)))
    refused(lambda: check(lambda axes: axes.vlines(2.0, min(Y), (min(Y) + max(Y)) / 2)))


@pytest.mark.parametrize("draw", cases(UPRIGHT))
def test_upright_levels(draw: Drawing) -> None:
    axes = axes_with(draw)
    checks.level("the start", axes, 3.0, upright=True, thought="?")
    refused(lambda: checks.level("the start", axes, 3.0, thought="?"), match="a horizontal line")
    refused(lambda: checks.level("the start", axes, 2.0, upright=True, thought="?"), match="a vertical line at x = 2")
    assert not checks.levels(axes)


def test_levels_in_one_line_with_gaps() -> None:
    nan = np.nan
    axes = axes_with(
        lambda axes: axes.plot(X, Y), lambda axes: axes.plot([1, 4, nan, 1, 4], [2.5, 2.5, nan, -1, -1], color="k", label="limit")
    )
    assert [(one.at, one.ends, one.name) for one in checks.levels(axes)] == [(2.5, (1, 4), "limit"), (-1, (1, 4), "limit")]
    assert [one.at for one in checks.levels(axes_with(lambda axes: axes.plot([1, 1, nan, 3, 3], [0, 4, nan, 0, 4])), upright=True)] == [
        1,
        3,
    ]
    for x, y in (([1, 4, 1, 4], [2, 2, 3, 3]), ([1, 4, nan, 1, 4], [2, 2, nan, 3, 4]), ([1, nan, 2, nan], [2, nan, 3, nan])):
        assert not checks.levels(axes_with(lambda axes, x=x, y=y: axes.plot(x, y)))


# bands

LOW, HIGH, MIDDLE = [1.0, 2.0, 1.0, 0.0], [4.0, 6.0, 5.0, 4.0], [2.0, 3.0, 3.0, 3.0]
RIGHT_BANDS: dict[str, Drawing] = {
    "fill_between": lambda axes: axes.fill_between(X, LOW, HIGH, alpha=0.2, linewidth=0, label="band"),
    "edges exchanged": lambda axes: axes.fill_between(X, HIGH, LOW, alpha=0.2, label="band"),
    "polygon": lambda axes: axes.fill(X + X[::-1], LOW + HIGH[::-1], alpha=0.3, label="band"),
    "two halves": lambda axes: (
        axes.fill_between(X, LOW, MIDDLE, color="C1", alpha=0.2, label="band"),
        axes.fill_between(X, MIDDLE, HIGH, color="C1", alpha=0.2),
    ),
    "hatched": lambda axes: axes.fill_between(X, LOW, HIGH, facecolor="none", edgecolor="k", hatch="//", label="band"),
    "two bands": lambda axes: (axes.fill_between(X, 0, 1, color="C4"), axes.fill_between(X, LOW, HIGH, color="C3", label="band")),
}

WRONG_BANDS: dict[str, tuple[Drawing, str]] = {
    "nothing": (NOTHING, "0 bands over other x"),
    "over the index": (lambda axes: axes.fill_between(range(4), LOW, HIGH), "over other x"),
    "other edges": (lambda axes: axes.fill_between(X, MIDDLE, HIGH), "over these x, none between these"),
    "half": (lambda axes: axes.fill_between(X, LOW, MIDDLE), "over these x, none between these"),
    "invisible": (lambda axes: axes.fill_between(X, LOW, HIGH, alpha=0), "0 bands"),
    "white": (lambda axes: axes.fill_between(X, LOW, HIGH, color="white"), "0 bands"),
    "edges alone": (lambda axes: (axes.plot(X, LOW), axes.plot(X, HIGH)), "0 bands"),
    "a part of the way": (lambda axes: axes.fill_between(X[:3], LOW[:3], HIGH[:3]), "over other x"),
}


@pytest.mark.parametrize("draw", cases(RIGHT_BANDS))
def test_bands_accepted(draw: Drawing) -> None:
    axes = axes_with(draw, lambda axes: axes.legend())
    assert checks.band("the band", axes, X, LOW, HIGH, name="band", thought="?").x.tolist() == X


@pytest.mark.parametrize(("draw", "match"), [pytest.param(*case, id=name) for name, case in WRONG_BANDS.items()])
def test_bands_refused(draw: Drawing, match: str) -> None:
    refused(lambda: checks.band("the band", axes_with(draw), X, LOW, HIGH, thought="?"), match=match)


def test_edges_of_a_band_that_are_estimated_may_be_off_by_a_share_of_its_width() -> None:
    axes = axes_with(lambda axes: axes.fill_between(X, np.array(LOW) - 0.1, np.array(HIGH) + 0.1))
    checks.band("the band", axes, X, LOW, HIGH, share=0.05, thought="?")
    for share in (0.0, 0.02):
        refused(lambda share=share: checks.band("the band", axes, X, LOW, HIGH, share=share, thought="?"))


def test_names_of_bands_are_not_exchanged() -> None:
    axes = axes_with(
        lambda axes: axes.fill_between(X, LOW, HIGH, color="C0", alpha=0.2, label="90 %"),
        lambda axes: axes.fill_between(X, LOW, MIDDLE, color="C0", alpha=0.5, label="50 %"),
        lambda axes: axes.legend(),
    )
    checks.band("the wide band", axes, X, LOW, HIGH, name="90 %", thought="?")
    checks.band("the narrow band", axes, X, LOW, MIDDLE, name="50 %", thought="?")
    refused(lambda: checks.band("the wide band", axes, X, LOW, HIGH, name="50 %", thought="?"), match="the name of the wide band")


def test_violins() -> None:
    axes = axes_with(lambda axes: axes.violinplot([[1.0, 2.0, 3.0], [5.0, 5.0, 8.0]], positions=[0, 1], showextrema=False))
    np.testing.assert_allclose(checks.violins(axes), [(0, 1, 3), (1, 5, 8)], atol=0.02)


# bars


BARS: dict[str, tuple[Drawing, list[tuple[float, ...]]]] = {
    "bar": (lambda axes: axes.bar([1, 2], [3, -4], width=0.5), [(0.75, 1.25, 0, 3), (1.75, 2.25, -4, 0)]),
    "barh": (lambda axes: axes.barh([1, 2], [3, 4], height=1), [(0, 3, 0.5, 1.5), (0, 4, 1.5, 2.5)]),
    "hist": (lambda axes: axes.hist([0, 0, 1], bins=[0, 1, 2]), [(0, 1, 0, 2), (1, 2, 0, 1)]),
    "hist as steps": (lambda axes: axes.hist([0, 0, 1], bins=[0, 1, 2], histtype="step"), [(0, 1, 0, 2), (1, 2, 0, 1)]),
    "hist as an area": (lambda axes: axes.hist([0, 0, 1], bins=[0, 1, 2], histtype="stepfilled"), [(0, 1, 0, 2), (1, 2, 0, 1)]),
    "stairs": (lambda axes: axes.stairs([2, 1], [0, 1, 2]), [(0, 1, 0, 2), (1, 2, 0, 1)]),
    "white": (lambda axes: axes.bar([1], [3], color="white"), []),
    "no opacity": (lambda axes: axes.bar([1], [3], alpha=0), []),
}


@pytest.mark.parametrize(("draw", "expected"), [pytest.param(*case, id=name) for name, case in BARS.items()])
def test_bars(draw: Drawing, expected: list[tuple[float, ...]]) -> None:
    found = checks.bars(axes_with(draw))
    assert [(bar.left, bar.right, bar.bottom, bar.top) for bar in found] == expected


def test_bars_have_the_names_of_their_calls() -> None:
    axes = axes_with(
        lambda axes: axes.bar([1, 2], [3, 4], label="a"), lambda axes: axes.bar([3], [4], label="b"), lambda axes: axes.legend()
    )
    assert [bar.name for bar in checks.bars(axes)] == ["a", "a", "b"]
    looks = {bar.name: bar.look.rgb for bar in checks.bars(axes)}
    assert {name: look.rgb for name, look in checks.names(axes)} == looks


# arrows

UP_AND_RIGHT = [[[True, False, False, False]], [[False, True, False, False]]]
"""A grid of two rows and one column: up in the first, right in the second."""


def grid_axes(axes: Axes) -> None:
    axes.set(xlim=(-0.5, 0.5), ylim=(1.5, -0.5))


def patch_arrow(*ends: tuple[float, float], **look: Any) -> FancyArrowPatch:
    return FancyArrowPatch(*ends, **({"arrowstyle": "-|>", "mutation_scale": 8, "shrinkA": 0, "shrinkB": 0} | look))


RIGHT_ARROWS: dict[str, Drawing] = {
    "quiver on screen": lambda axes: axes.quiver([0, 0], [0, 1], [0, 1], [1, 0]),
    "quiver in data": lambda axes: axes.quiver([0, 0], [0, 1], [0, 1], [-1, 0], angles="xy"),
    "quiver by angles": lambda axes: axes.quiver([0, 0], [0, 1], [1, 1], [0, 0], angles=[90, 0]),
    "quiver, one by one": lambda axes: (axes.quiver(0, 0, 0, 3, pivot="mid"), axes.quiver(0, 1, 3, 0)),
    "annotate": lambda axes: (
        axes.annotate("", xy=(0, -0.3), xytext=(0, 0.2), arrowprops={"arrowstyle": "->"}),
        axes.annotate("", xy=(0.3, 1), xytext=(0, 1), arrowprops={"facecolor": "k"}),
    ),
    "annotate the other way": lambda axes: (
        axes.annotate("", xytext=(0, -0.3), xy=(0, 0.2), arrowprops={"arrowstyle": "<-"}),
        axes.annotate("", xytext=(0.3, 1), xy=(0, 1), arrowprops={"arrowstyle": "<|-"}),
    ),
    "arrow": lambda axes: (
        axes.arrow(0, 0.2, 0, -0.3, head_width=0.1),
        axes.arrow(0, 1, 0.2, 0, head_width=0.1, length_includes_head=True),
    ),
    "patches": lambda axes: (axes.add_patch(patch_arrow((0, 0.2), (0, -0.3))), axes.add_patch(patch_arrow((0, 1), (0.3, 1)))),
    "patches with open heads": lambda axes: (
        axes.add_patch(patch_arrow((0, 0.2), (0, -0.3), arrowstyle="->")),
        axes.add_patch(patch_arrow((0.3, 1), (0, 1), arrowstyle="<-")),
    ),
    "simple patches": lambda axes: (
        axes.add_patch(patch_arrow((0, 0.2), (0, -0.3), arrowstyle="simple")),
        axes.add_patch(patch_arrow((0, 1), (0.3, 1), arrowstyle="fancy")),
    ),
    "signs": lambda axes: (axes.text(0, 0, "↑"), axes.text(0, 1, "→", ha="center")),
    "white arrows on a picture": lambda axes: (
        axes.imshow(np.zeros((2, 1)), cmap="gray"),
        axes.quiver([0, 0], [0, 1], [0, 1], [1, 0], color="white"),
    ),
}

WRONG_ARROWS: dict[str, Drawing] = {
    "nothing": NOTHING,
    "upside down": lambda axes: axes.quiver([0, 0], [0, 1], [0, 1], [-1, 0]),
    "exchanged rows": lambda axes: axes.quiver([0, 0], [1, 0], [0, 1], [1, 0]),
    "one more": lambda axes: axes.quiver([0, 0, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1]),
    "lines without heads": lambda axes: (
        axes.annotate("", xy=(0, -0.3), xytext=(0, 0.2), arrowprops={"arrowstyle": "-"}),
        axes.add_patch(patch_arrow((0, 1), (0.3, 1), arrowstyle="-")),
    ),
    "white": lambda axes: axes.quiver([0, 0], [0, 1], [0, 1], [1, 0], color="white"),
    "invisible": lambda axes: axes.quiver([0, 0], [0, 1], [0, 1], [1, 0], alpha=0),
    "invisible patches": lambda axes: [axes.add_patch(patch_arrow(*ends, alpha=0)) for ends in (((0, 0.2), (0, -0.3)), ((0, 1), (0.3, 1)))],
    "length 0": lambda axes: axes.quiver([0, 0], [0, 1], [0, 0], [0, 0]),
}


@pytest.mark.parametrize("draw", cases(RIGHT_ARROWS))
def test_arrows_accepted(draw: Drawing) -> None:
    assert checks.arrows_in_cells(axes_with(draw, grid_axes), (2, 1)).tolist() == UP_AND_RIGHT


@pytest.mark.parametrize("draw", cases(WRONG_ARROWS))
def test_arrows_refused(draw: Drawing) -> None:
    assert checks.arrows_in_cells(axes_with(draw, grid_axes), (2, 1)).tolist() != UP_AND_RIGHT


def test_arrows_are_seen_as_the_axes_count() -> None:
    upwards = axes_with(lambda axes: axes.quiver([0], [0], [0], [1]), lambda axes: axes.set(xlim=(-1, 1), ylim=(-1, 1)))
    mirrored = axes_with(lambda axes: axes.quiver([0], [0], [1], [0], angles="xy"), lambda axes: axes.set(xlim=(1, -1), ylim=(-1, 1)))
    assert [arrow.way for arrow in checks.arrows(upwards)] == [(0.0, 1.0)]
    assert [arrow.way for arrow in checks.arrows(mirrored)] == [(-1.0, 0.0)]
    both = axes_with(lambda axes: axes.annotate("", (1, 0), (0, 0), arrowprops={"arrowstyle": "<->"}))
    assert sorted(arrow.head for arrow in checks.arrows(both)) == [(0.0, 0.0), (1.0, 0.0)]
    offset = axes_with(lambda axes: axes.annotate("", (0, 50), (0, 30), textcoords="offset points", arrowprops={"arrowstyle": "->"}))
    assert [arrow.way for arrow in checks.arrows(offset)] == [(0.0, -1.0)]


# marks in cells

CORNERS = [(0, 0), (1, 2)]
"""(column, row) of the two cells that are to be marked."""


def squares(axes: Axes, places: Sequence[tuple[int, int]] = CORNERS, **look: Any) -> None:
    for x, y in places:
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **look))


MARKED: dict[str, Drawing] = {
    "grey": lambda axes: squares(axes, color="grey"),
    "hatched": lambda axes: squares(axes, fill=False, hatch="//", linewidth=0),
    "on a picture": lambda axes: (axes.imshow(np.zeros((3, 2))), squares(axes, color="grey")),
    "dots": lambda axes: axes.plot([0, 1], [0, 2], "ks"),
    "scattered": lambda axes: axes.scatter([0, 1], [0, 2], marker="s", color="black"),
    "letters": lambda axes: [axes.text(x, y, "#") for x, y in CORNERS],
    "a second picture": lambda axes: (
        axes.imshow(np.zeros((3, 2))),
        axes.imshow([[1, np.nan], [np.nan, np.nan], [np.nan, 1]], cmap="gray"),
    ),
    "by the library": lambda axes: plots.grid_values(axes, np.ones((3, 2)), walls=[[True, False], [False, False], [False, True]]),
    "with arrows": lambda axes: (squares(axes, color="grey"), axes.quiver([0, 1], [1, 1], [0, 1], [1, 0]), axes.text(0, 1, "→")),
}


@pytest.mark.parametrize("draw", cases(MARKED))
def test_marks_in_cells(draw: Drawing) -> None:
    def with_axes(axes: Axes) -> None:
        axes.set(xlim=(-0.5, 1.5), ylim=(2.5, -0.5))

    kinds = checks.marks_in_cells(axes_with(draw, with_axes), (3, 2))
    wall = kinds[0, 0]
    assert wall > 0
    assert (kinds == wall).tolist() == [[True, False], [False, False], [False, True]]


def test_cells_are_marked_alike_or_not_at_all() -> None:
    two = axes_with(
        lambda axes: (squares(axes, color="grey"), squares(axes, [(0, 1)], color="red"), squares(axes, [(1, 1)], visible=False))
    )
    assert checks.marks_in_cells(two, (3, 2)).tolist() == [[1, 0], [2, 0], [0, 1]]


# pictures

TABLE = np.array([[0.0, 1.0, 2.0], [3.0, np.nan, 5.0]])
RIGHT_PICTURES: dict[str, Drawing] = {
    "imshow": lambda axes: axes.imshow(TABLE, vmin=0, vmax=6),
    "masked": lambda axes: axes.imshow(np.ma.masked_invalid(TABLE), vmin=0, vmax=6),
    "matshow": lambda axes: axes.matshow(TABLE, vmin=0, vmax=6),
    "limits set later": lambda axes: axes.imshow(TABLE).set_clim(0, 6),
    "turned and turned again": lambda axes: axes.imshow(TABLE[::-1], origin="lower", vmin=0, vmax=6),
    "an extent": lambda axes: axes.imshow(TABLE, extent=(0, 3, 0, 2), vmin=0, vmax=6),
    "pcolormesh": lambda axes: (axes.pcolormesh(TABLE, vmin=0, vmax=6), axes.invert_yaxis()),
    "clear where it is empty": lambda axes: axes.imshow(np.nan_to_num(TABLE, nan=9.0), alpha=1.0 - np.isnan(TABLE), vmin=0, vmax=6),
    "pale, and from below": lambda axes: axes.pcolormesh(np.nan_to_num(TABLE[::-1]), vmin=0, vmax=6).set_alpha(
        np.where(np.isnan(TABLE[::-1]), 0.0, 0.5).tolist()
    ),
    "pcolormesh from below": lambda axes: axes.pcolormesh(TABLE[::-1], vmin=0, vmax=6),
    "pcolor": lambda axes: (axes.pcolor(np.ma.masked_invalid(TABLE), vmin=0, vmax=6), axes.invert_yaxis()),
}

WRONG_PICTURES: dict[str, tuple[Drawing, str]] = {
    "nothing": (NOTHING, "0 that can be seen"),
    "two": (lambda axes: (axes.imshow(TABLE), axes.imshow(TABLE)), "2 that can be seen"),
    "hidden": (lambda axes: axes.imshow(TABLE, vmin=0, vmax=6, alpha=0), "0 that can be seen"),
    "all clear": (lambda axes: axes.imshow(TABLE, vmin=0, vmax=6, alpha=np.zeros((2, 3))), "0 that can be seen"),
    "upside down": (lambda axes: axes.imshow(TABLE, origin="lower", vmin=0, vmax=6), "array of shape"),
    "pcolormesh upside down": (lambda axes: axes.pcolormesh(TABLE, vmin=0, vmax=6), "array of shape"),
    "mirrored": (lambda axes: (axes.imshow(TABLE, vmin=0, vmax=6), axes.invert_xaxis()), "array of shape"),
    "transposed": (lambda axes: axes.imshow(TABLE.T, vmin=0, vmax=6), "array of shape"),
    "limits of its own": (lambda axes: axes.imshow(TABLE), "the colour limits"),
    "nothing empty": (lambda axes: axes.imshow(np.nan_to_num(TABLE), vmin=0, vmax=6), "array of shape"),
}


@pytest.mark.parametrize("draw", cases(RIGHT_PICTURES))
def test_pictures_accepted(draw: Drawing) -> None:
    assert checks.picture("the values", axes_with(draw), TABLE, limits=(0, 6), thought="?").colours == "viridis"


@pytest.mark.parametrize(("draw", "match"), [pytest.param(*case, id=name) for name, case in WRONG_PICTURES.items()])
def test_pictures_refused(draw: Drawing, match: str) -> None:
    refused(lambda: checks.picture("the values", axes_with(draw), TABLE, limits=(0, 6), thought="?"), match=match)


def test_pictures_of_colours_have_three_dimensions() -> None:
    [picture] = checks.pictures(axes_with(lambda axes: axes.imshow(np.zeros((2, 3, 3)))))
    assert picture.values.shape == (2, 3, 3)


def test_colours_of_the_cells_of_a_picture() -> None:
    table, edges = np.array([[0.0, 2.0, 1.0], [1.0, 0.0, 2.0]]), (np.arange(4) - 0.5, np.arange(3) - 0.5)
    colours = checks.colours_in_cells(axes_with(lambda axes: axes.imshow(table)))
    assert colours.shape == (2, 3, 4)
    assert np.array_equal(colours[0, 1], plt.get_cmap()(1.0))
    same: list[Drawing] = [
        lambda axes: axes.pcolormesh(*edges, table[::-1]),
        lambda axes: axes.imshow(table[::-1], origin="lower", vmin=0, vmax=2, interpolation="nearest"),
    ]
    for draw in same:
        assert np.array_equal(checks.colours_in_cells(axes_with(draw)), colours)
    opacity = np.array([[1.0, 0.5, 1.0], [0.25, 1.0, 1.0]])
    pale: list[Drawing] = [
        lambda axes: axes.imshow(table, alpha=opacity),
        lambda axes: axes.pcolormesh(*edges, table[::-1]).set_alpha(opacity[::-1].tolist()),
    ]
    for draw in pale:
        found = checks.colours_in_cells(axes_with(draw))
        assert np.array_equal(found[..., :3], colours[..., :3]) and np.array_equal(found[..., 3], opacity)
    other: list[Drawing] = [
        lambda axes: axes.imshow(table, alpha=0.5),
        lambda axes: axes.imshow(table, cmap="magma"),
        lambda axes: axes.imshow(table, vmax=3),
        lambda axes: axes.imshow(table, interpolation="bilinear"),
    ]
    for draw in other:
        assert not np.allclose(checks.colours_in_cells(axes_with(draw)), colours, atol=0.02)


# the rest


STANDING_OUT: dict[str, tuple[Drawing, Drawing, bool]] = {
    "thicker": (lambda axes: axes.plot(X, Y, "b", linewidth=3), lambda axes: axes.plot(X, OTHER, "b", linewidth=1), True),
    "more opaque": (lambda axes: axes.plot(X, Y, "b"), lambda axes: axes.plot(X, OTHER, "b", alpha=0.3), True),
    "darker": (lambda axes: axes.plot(X, Y, "k"), lambda axes: axes.plot(X, OTHER, color="0.7"), True),
    "thick orange, thin black": (
        lambda axes: axes.plot(X, Y, "C1", linewidth=2.5),
        lambda axes: axes.plot(X, OTHER, "k", linewidth=0.5),
        True,
    ),
    "the same": (lambda axes: axes.plot(X, Y, "b"), lambda axes: axes.plot(X, OTHER, "b"), False),
    "thinner": (lambda axes: axes.plot(X, Y, "b", linewidth=1), lambda axes: axes.plot(X, OTHER, "b", linewidth=3), False),
    "paler": (lambda axes: axes.plot(X, Y, color="0.8"), lambda axes: axes.plot(X, OTHER, "k"), False),
    "thinner, hardly paler": (
        lambda axes: axes.plot(X, Y, "b", linewidth=1),
        lambda axes: axes.plot(X, OTHER, "b", linewidth=2, alpha=0.9),
        False,
    ),
}


@pytest.mark.parametrize(("strong", "weak", "fits"), [pytest.param(*case, id=name) for name, case in STANDING_OUT.items()])
def test_the_mean_stands_out(strong: Drawing, weak: Drawing, fits: bool) -> None:
    axes = axes_with(weak, strong)
    other, mean = checks.curves(axes)
    if fits:
        checks.emphasised("the mean", axes, mean, [other], thought="?")
    else:
        refused(lambda: checks.emphasised("the mean", axes, mean, [other], thought="?"), match="thicker or darker")


@pytest.mark.parametrize(("width", "shade", "fits"), [(0.5, "0.8", True), (5.0, "0.8", False), (0.5, "k", False), (0.5, "b", False)])
def test_the_runs_are_thin_and_pale(width: float, shade: str, fits: bool) -> None:
    axes = axes_with(lambda axes: axes.plot(X, OTHER, color=shade, linewidth=width), lambda axes: axes.plot(X, Y, "b", linewidth=2))
    other, mean = checks.curves(axes)
    if fits:
        checks.emphasised("the mean", axes, mean, [other], both=True, thought="?")
    else:
        refused(lambda: checks.emphasised("the mean", axes, mean, [other], both=True, thought="?"), match="thicker and darker")


@pytest.mark.parametrize(("mean_at", "run_at", "fits"), [(None, None, True), (None, 3, False), (1, None, False), (3, 2.5, True)])
def test_the_mean_lies_on_top(mean_at: float | None, run_at: float | None, fits: bool) -> None:
    axes = axes_with(lambda axes: axes.plot(X, OTHER, zorder=run_at), lambda axes: axes.plot(X, Y, linewidth=3, zorder=mean_at))
    other, mean = checks.curves(axes)
    if fits:
        checks.emphasised("the mean", axes, mean, [other], on_top=True, thought="?")
    else:
        refused(lambda: checks.emphasised("the mean", axes, mean, [other], on_top=True, thought="?"), match="over the others")


def test_a_missing_legend_is_called_so_whatever_small_print_there_is() -> None:
    axes = axes_with(lambda axes: plots.curve_with_interval(axes, X, [Y, OTHER], label="a"))
    mean = (np.asarray(Y) + np.asarray(OTHER)) / 2
    refused(lambda: checks.curve("a", axes, X, mean, name="a", thought="?"), match="no legend")


def test_in_view() -> None:
    axes = axes_with(lambda axes: axes.plot(X, Y), lambda axes: axes.set(ylim=(0, 4.5)))
    checks.in_view("x", axes, x=X, y=[0.0, 4.5], thought="?")
    refused(lambda: checks.in_view("the returns", axes, x=X, y=Y, thought="?"), match=r"y from 2 to 5(.|\n)*limits 0 and 4\.5")
    refused(lambda: checks.in_view("the returns", axes, x=[9.0], thought="?"), match="x from 9")


def test_texts_are_those_that_can_be_read() -> None:
    axes = axes_with(
        lambda axes: axes.text(0, 0, "two\nlines"),
        lambda axes: axes.annotate("note", (0, 0)),
        lambda axes: axes.text(0, 0, "  "),
        lambda axes: axes.text(0, 0, "white", color="white"),
        lambda axes: axes.text(0, 0, "white in a box", color="white", backgroundcolor="k"),
        lambda axes: axes.text(0, 0, "clear", alpha=0),
        lambda axes: axes.text(0, 0, "hidden", visible=False),
    )
    assert checks.texts(axes) == ["two lines", "note", "white in a box"]


@pytest.mark.parametrize(
    ("x", "y", "style", "expected"),
    [
        ([0.0, 4.0], [1.0, 3.0], "-", True),
        ([4.0, 0.0], [3.0, 1.0], "--", True),  # backwards
        ([-5.0, 2.0, 9.0], [-1.5, 2.0, 5.5], "-", True),  # beyond what it must reach
        ([0.0, 3.0], [1.0, 2.5], "-", False),  # too short
        ([0.0, 4.0], [1.1, 3.1], "-", False),  # beside it
        ([0.0, 2.0, 4.0], [1.0, 2.2, 3.0], "-", False),  # bent
        ([0.0, 4.0], [1.0, 3.0], "none", False),  # only its ends
    ],
)
def test_a_line_lies_on_a_boundary(x: list[float], y: list[float], style: str, expected: bool) -> None:
    figure, axes = plt.subplots()
    axes.plot(x, y, linestyle=style, marker="o")
    [found] = checks.curves(axes)
    for scale in (1.0, -30.0):  # of weights only the direction counts
        assert checks.lies_on(found, [2 * scale, scale, -2 * scale], (0.0, 4.0)) is expected
    plt.close(figure)


def test_texts_at_says_where_the_middle_of_each_text_is() -> None:
    figure, axes = plt.subplots(layout="constrained")  # which moves the axes when it is drawn
    axes.set(xlim=(0, 10), ylim=(-2, 2), xlabel="x", ylabel="y", title="t")
    axes.text(3, 1, "centred", ha="center", va="center")
    axes.text(0.5, 0.25, "by share", ha="center", va="center", transform=axes.transAxes)
    axes.text(4, 0, "to the right", ha="left")
    axes.annotate("noted", (1, 1), xytext=(8, -1), ha="center", va="center")
    axes.text(1, 1, "white on white", color="white")
    found = {text: (x, y) for text, x, y in checks.texts_at(axes)}
    assert list(found) == ["centred", "by share", "to the right", "noted"]
    assert found["centred"] == pytest.approx((3, 1), abs=0.02)
    assert found["by share"] == pytest.approx((5, -1), abs=0.02)
    assert found["noted"] == pytest.approx((8, -1), abs=0.02)
    assert found["to the right"][0] > 4.2
    plt.close(figure)


@pytest.mark.parametrize("way", ["plot", "scatter", "mixed"])
def test_shapes_told_apart_looks_at_markers_and_not_at_colours(way: str) -> None:
    def drawn(shapes: tuple[str, str]) -> Axes:
        _, axes = plt.subplots()
        for place, shape in enumerate(shapes):
            if way == "plot" or (way == "mixed" and place == 0):
                axes.plot([0, 1], [place, place], linestyle="none", marker=shape, markersize=4 + place)
            else:
                axes.scatter([0, 1], [place, place], marker=shape, s=30 + 50 * place)
        return axes

    where = {"first": ([0, 1], [0, 0]), "second": ([0, 1], [1, 1])}
    for shapes in (("o", "s"), ("^", "v"), ("x", "+"), ("s", "D"), ("o", "x")):
        checks.shapes_told_apart("the classes", drawn(shapes), where, thought="T")
    for shapes in (("o", "o"), ("s", "s"), ("x", "x")):
        with pytest.raises(CheckFailedError):
            checks.shapes_told_apart("the classes", drawn(shapes), where, thought="T")
    plt.close("all")


OUTER_LOW, OUTER_HIGH = [0.0, 0.0, 0.0, 0.0], [4.0, 8.0, 4.0, 6.0]
INSIDE_LOW, INSIDE_HIGH = [1.0, 2.0, 1.0, 2.0], [2.0, 4.0, 3.0, 4.0]


def two_bands(outer: dict[str, Any], inner: dict[str, Any]) -> Callable[[], None]:
    """A check of two bands that look as told, one inside the other."""
    axes = axes_with(
        lambda axes: axes.fill_between(X, OUTER_LOW, OUTER_HIGH, **outer),
        lambda axes: axes.fill_between(X, INSIDE_LOW, INSIDE_HIGH, **inner),
    )
    weak = checks.band("the outer band", axes, X, OUTER_LOW, OUTER_HIGH, thought="?")
    strong = checks.band("the inner band", axes, X, INSIDE_LOW, INSIDE_HIGH, thought="?")
    return lambda: checks.paler("the outer band", axes, weak, strong, thought="?")


def test_an_outer_band_is_paler_than_the_inner_one() -> None:
    two_bands({"color": "C0", "alpha": 0.2}, {"color": "C0", "alpha": 0.2})()  # seen through each other
    two_bands({"color": "lightblue"}, {"color": "blue"})()
    two_bands({"color": "C1", "alpha": 0.15}, {"color": "C0", "alpha": 0.4})()
    refused(two_bands({"color": "steelblue"}, {"color": "lightblue"}), match="the outer band")
    refused(two_bands({"color": "C0", "alpha": 0.5}, {"color": "0.9"}), match="the outer band")


# the name that a legend gives to a line, where the name itself is free


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
def test_name_at_finds_the_name_wherever_it_stands(draw: Drawing) -> None:
    axes = axes_with(draw)
    found = checks.curve("the walk", axes, X, Y, thought="?")
    assert checks.name_at("the walk", axes, found, thought="?") == "my walk"


def test_name_at_refuses_a_line_without_a_name() -> None:
    def nameless(axes: Axes) -> None:
        axes.plot(X, OTHER, label="curve")
        axes.plot(X, Y, marker="o")
        axes.legend()

    axes = axes_with(nameless)
    found = checks.curve("the walk", axes, X, Y, thought="?")
    refused(lambda: checks.name_at("the walk", axes, found, thought="?"), match="the name of the walk")


def test_hidden_tests_tell_no_numbers_of_a_figure() -> None:
    axes = axes_with(lambda axes: axes.plot(X, OTHER))
    hidden: list[Callable[[], object]] = [
        lambda: checks.curve("c", axes, X, [8.125] * 4, thought="Think."),
        lambda: checks.scatter("s", axes, X, [8.125] * 4, thought="Think."),
        lambda: checks.level("l", axes, 8.125, thought="Think."),
        lambda: checks.band("b", axes, X, Y, [8.125] * 4, thought="Think."),
        lambda: checks.picture("p", axes, [[8.125]], thought="Think."),
        lambda: checks.in_view("v", axes, y=[8.125], thought="Think."),
    ]
    for check in hidden:
        with pytest.raises(CheckFailedError) as caught, checks.thoughts_only():
            check()
        assert not re.search(r"8\.125|\d", str(caught.value))
        assert "Think." in str(caught.value)
