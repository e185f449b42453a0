"""Drawn graphs and gridworlds: what is drawn can be read, and read back."""

import math
import sys
from collections.abc import Generator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.path import Path

from rlcourse import checks
from rlcourse.figures import arrows, graphs, pictures, plots

COURIER = {
    "fresh": {"deliver": [(0.6, "fresh", 6.0), (0.4, "tired", 6.0)], "rest": [(1.0, "fresh", 0.0)]},
    "tired": {
        "deliver": [(0.7, "tired", 6.0), (0.3, "home", -20.0)],
        "rest": [(0.8, "fresh", 0.0), (0.2, "tired", 0.0)],
        "go home": [(1.0, "home", 0.0)],
    },
}


@pytest.fixture(autouse=True)
def _close_figures() -> Generator[None]:
    yield
    plt.close("all")


def ring(n_states: int) -> dict[int, dict[str, list[tuple[float, int, float]]]]:
    """Two self-loops at each state, and two parallel arrows to the next one, with one back."""
    return {
        s: {
            "a": [(0.5, s, 1.0), (0.5, (s + 1) % n_states, 2.0)],
            "b": [(1.0, s, 0.0)],
            "c": [(0.5, (s + 1) % n_states, 0.0), (0.5, (s - 1) % n_states, 0.0)],
        }
        for s in range(n_states)
    }


def test_parallel_edges_and_loops_can_all_be_read() -> None:
    figure, axes = plt.subplots(figsize=(7.5, 4.8), layout="constrained")
    graphs.transition_graph(axes, COURIER, terminal=["home"])
    assert arrows.overlapping_texts(figure) == []
    found = arrows.between(axes, ("fresh", "tired", "home"))
    assert len(found) == 8
    assert found.count(("fresh", "fresh")) == found.count(("tired", "tired")) == found.count(("tired", "home")) == 2
    assert arrows.smallest_gap(axes) > 0.1
    labels = [arrows.words_of(text.get_text()) for text in axes.texts]
    assert "deliver 0.3 -20" in labels
    assert labels.count("home") == 1


@pytest.mark.parametrize("n_states", [1, 3, 4, 5])
def test_rings_of_parallel_edges_can_be_read(n_states: int) -> None:
    figure, axes = plt.subplots(figsize=(9, 7.5), layout="constrained")
    graphs.transition_graph(axes, ring(n_states))
    assert arrows.overlapping_texts(figure) == []
    assert len(arrows.between(axes, [str(s) for s in range(n_states)])) == 5 * n_states
    assert arrows.smallest_gap(axes) > 0.05


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="hmoe"):
        graphs.transition_graph(plt.subplots()[1], {"tired": {"go": [(1.0, "hmoe", 0.0)]}}, terminal=["home"])


def test_arrows_of_all_kinds_have_a_tail_and_a_head() -> None:
    axes = plt.subplots()[1]
    axes.set(xlim=(0, 4), ylim=(0, 4))
    axes.add_patch(FancyArrowPatch((1, 1), (3, 1), arrowstyle="-|>", mutation_scale=10))
    axes.add_patch(FancyArrowPatch((3, 2), (1, 2), arrowstyle="<-", mutation_scale=10))
    axes.annotate("", (3, 3), (1, 3), arrowprops={"arrowstyle": "->"})
    axes.add_patch(FancyArrowPatch(path=Path([(1, 3.5), (2, 3.9), (3, 3.5)], [1, 3, 3]), arrowstyle="-|>", mutation_scale=10))
    plt.gcf().draw_without_rendering()
    shafts = arrows.arrows_of(axes)
    assert len(shafts) == 4
    for shaft in shafts:
        assert shaft[0, 0] < 1.4 and shaft[-1, 0] > 2.5


def test_what_is_not_seen_or_has_no_head_is_no_arrow() -> None:
    axes = plt.subplots()[1]
    path = arrows.edge((0, 0), (2, 0)).path
    for patch in (
        FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=5),
        FancyArrowPatch(path=path, arrowstyle="fancy", mutation_scale=12),
        FancyArrowPatch(path=path, arrowstyle="-|>"),  # with a head of less than a point
        FancyArrowPatch(path=path, arrowstyle="-", mutation_scale=12),
        FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, alpha=0.0),
        FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, visible=False),
        FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, linewidth=0.0),
    ):
        axes.add_patch(patch)
    plt.gcf().draw_without_rendering()
    assert len(arrows.arrows_of(axes)) == 2
    for alpha in (1.0, 0.0):
        axes.text(0.5, 0.5, "go\n0.5", alpha=alpha)
    axes.text(0.5, 0.5, "go\n0.5", visible=False)
    assert arrows.texts_of(axes) == ["go 0.5"]


def test_arrows_beyond_the_limits_are_cut_off() -> None:
    axes = plt.subplots()[1]
    for place in ((0.0, 0.0), (1.0, 0.0)):
        axes.add_patch(FancyArrowPatch(path=arrows.edge(place, place).path, arrowstyle="-|>", mutation_scale=12))
    axes.set(xlim=(2, -1), ylim=(-1, 1))
    assert arrows.n_cut_off(axes) == 0
    axes.set(xlim=(0.5, -0.5))
    assert arrows.n_cut_off(axes) == 1
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xlim=(-1, 2), ylim=(-0.1, 0.1))
    assert arrows.n_cut_off(axes) == 0


def test_arrows_with_the_same_number_lie_on_each_other() -> None:
    axes = plt.subplots()[1]
    for _ in range(2):
        axes.add_patch(FancyArrowPatch(path=arrows.edge((0, 0), (2, 0)).path, arrowstyle="-|>", mutation_scale=12))
    assert arrows.smallest_gap(axes) < 1e-9


def test_edges_begin_and_end_at_the_rims() -> None:
    for tail, head, number in (((0, 0), (2, 1), 0), ((0, 0), (2, 1), 2), ((1, 1), (1, 1), 0), ((0, 0), (0, 0), 1)):
        path = np.asarray(arrows.edge(tail, head, number).path.vertices)
        assert math.dist(path[0], tail) == pytest.approx(arrows.RADIUS)
        assert math.dist(path[-1], head) == pytest.approx(arrows.RADIUS)
    with pytest.raises(ValueError, match="-1"):
        arrows.edge((0, 0), (1, 0), -1)


def test_covered_and_cut_texts_are_found() -> None:
    figure, axes = plt.subplots()
    axes.text(0.5, 0.5, "one")
    axes.text(0.5, 0.5, "other")
    axes.text(0.2, 0.2, "alone")
    axes.text(1.5, 0.9, "outside", clip_on=False, in_layout=False)
    assert ("one", "other") in arrows.overlapping_texts(figure)
    assert ("outside", "the edge") in arrows.overlapping_texts(figure)
    assert not any("alone" in pair for pair in arrows.overlapping_texts(figure))


class Noisy(Line2D):
    """A line that complains when it is laid out, as matplotlib does of a layout without room."""

    def draw(self, renderer: Any) -> None:  # noqa: ARG002  matplotlib passes it
        print("no room", file=sys.stderr)


def test_complaints_of_a_layout_stay_off_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    figure, axes = plt.subplots()
    axes.add_line(Noisy([0, 1], [0, 1]))
    assert arrows.overlapping_texts(figure) == []
    assert arrows.n_cut_off(axes) == 0
    printed = capsys.readouterr()
    assert printed.err == "" and "no room" in printed.out


def test_a_drawn_gridworld_is_read_back() -> None:
    values = np.array([[0.0, 1.0, math.nan], [2.0, -1.0, 5.0]])
    best = np.random.default_rng(0).random((2, 3, 4)) < 0.5
    axes = plt.subplots()[1]
    plots.grid_values(axes, values)
    plots.grid_policy(axes, best)
    assert np.array_equal(pictures.cell_values(axes), values, equal_nan=True)
    assert np.array_equal(pictures.cell_arrows(axes, (2, 3)), best)
    bare = plt.subplots()[1]
    assert pictures.cell_values(bare).size == 0
    assert not pictures.cell_arrows(bare, (2, 3)).any()
    bare.imshow(values)
    bare.quiver([1], [0], [0], [1])  # matplotlib's own angles: upwards on the screen
    assert np.argwhere(pictures.cell_arrows(bare, (2, 3))).tolist() == [[0, 1, 0]]


def test_a_heatmap_is_read_as_it_is_seen() -> None:
    values = np.array([[1.0, 2.0, 3.0], [4.0, math.nan, 6.0]])
    for turn_rows in (False, True):
        for turn_columns in (False, True):
            seen = values[:: -1 if turn_rows else 1, :: -1 if turn_columns else 1]
            _, (image, mesh, low) = plt.subplots(1, 3)
            image.imshow(values, vmin=0.0, vmax=9.0)
            mesh.pcolormesh(values, vmin=0.0, vmax=9.0)
            mesh.invert_yaxis()
            low.imshow(values[::-1], origin="lower", vmin=0.0, vmax=9.0)
            for axes in (image, mesh, low):
                if turn_rows:
                    axes.invert_yaxis()
                if turn_columns:
                    axes.invert_xaxis()
                found, limits = pictures.heatmap(axes)
                assert np.array_equal(found, seen, equal_nan=True)
                assert limits == (0.0, 9.0)
            plt.close("all")
    _, empty = plt.subplots()
    with pytest.raises(checks.CheckFailedError, match="one image"):
        pictures.heatmap(empty)
    plt.close("all")
