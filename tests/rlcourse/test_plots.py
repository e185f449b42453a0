import io
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.colors import to_rgb
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.quiver import Quiver
from numpy.typing import NDArray
from PIL import Image
from scipy import stats

from rlcourse import checks
from rlcourse.figures import plots


@pytest.fixture
def axes() -> Axes:
    plots.use_style()
    return Figure().add_subplot()


def test_style_pairs_each_colour_with_a_line_style(axes: Axes) -> None:
    assert len(plots.PALETTE) == len(plots.LINE_STYLES) == len(set(plots.PALETTE)) == len(set(plots.LINE_STYLES))
    lines = [axes.plot([0, 1], [0, 1])[0] for _ in plots.PALETTE]
    assert [line.get_color() for line in lines] == list(plots.PALETTE)
    assert len({line.get_linestyle() for line in lines[:4]}) == 4
    for colour in plots.PALETTE:  # readable on white: WCAG asks for 3:1 of graphics, which orange and sky blue miss by design
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        assert 1.05 / (np.dot([0.2126, 0.7152, 0.0722], linear) + 0.05) > 2.0


def test_png_of_gives_a_small_picture_and_closes_the_figure() -> None:
    plots.use_style()
    figure, panel = plt.subplots()
    panel.plot([0, 1], [0, 1])
    data = plots.png_of(figure)
    assert Image.open(io.BytesIO(data)).size == (576, 342)
    assert len(data) < 60_000
    assert plt.get_fignums() == []


@pytest.mark.parametrize("window", [1, 3, 10])
def test_moving_average_is_the_mean_of_the_last_values(window: int) -> None:
    values = np.random.default_rng(0).normal(size=7)
    expected = [np.mean(values[max(0, i - window + 1) : i + 1]) for i in range(7)]
    np.testing.assert_allclose(plots.moving_average(values, window), expected)


def test_moving_average_at_the_edges() -> None:
    assert plots.moving_average([], 5).shape == (0,)
    assert plots.moving_average([3], 5).tolist() == [3.0]
    with pytest.raises(ValueError, match="window is 0, expected at least 1"):
        plots.moving_average([1.0], 0)
    with pytest.raises(ValueError, match=r"shape \[1, 2\], expected \[n\]"):
        plots.moving_average([[1.0, 2.0]], 2)


def covered(runs: NDArray[np.float64]) -> float:
    """How often the interval holds a true mean of 0; runs of shape [n_runs, n_experiments]."""
    lower, upper = plots.mean_interval(runs)
    return float(np.mean((lower < 0) & (upper > 0)))


@pytest.mark.parametrize("n_runs", [2, 3, 5, 10, 40])
def test_the_interval_holds_the_mean_as_often_as_it_says(n_runs: int) -> None:
    """A bootstrap holds it in 75 % of cases at 3 runs, 83 % at 5, 89 % at 10."""
    rng = np.random.default_rng(1)
    assert abs(covered(rng.normal(size=(n_runs, 20_000))) - 0.95) < 0.006  # four standard errors
    if n_runs >= 5:  # skewed runs cost a little: an exponential distribution is about the worst that returns look like
        assert covered(rng.exponential(size=(n_runs, 20_000)) - 1.0) > 0.87


def test_the_interval_equals_the_table_of_student_and_scipy() -> None:
    runs = np.array([4.0, 6.0, 5.0, 9.0, 1.0])
    lower, upper = plots.mean_interval(runs)
    assert (float(lower), float(upper)) == pytest.approx((5.0 - 2.776445 * np.sqrt(8.5 / 5), 5.0 + 2.776445 * np.sqrt(8.5 / 5)))
    many = np.random.default_rng(2).normal(size=(7, 3, 2))
    lower, upper = plots.mean_interval(many, confidence=0.8)
    expected = stats.t.interval(0.8, 6, loc=many.mean(axis=0), scale=stats.sem(many, axis=0))
    np.testing.assert_allclose([lower, upper], expected)


def test_the_interval_refuses_what_it_cannot_tell() -> None:
    runs = np.random.default_rng(2).normal(size=(5, 3))
    for bad in (0.0, 1.0, 95):
        with pytest.raises(ValueError, match="confidence"):
            plots.mean_interval(runs, confidence=bad)
    for few in (np.zeros((0, 3)), runs[:1], 3.0):
        with pytest.raises(ValueError, match="at least two runs"):
            plots.mean_interval(few)


def test_curve_is_the_mean_with_a_band_around_it(axes: Axes) -> None:
    runs = np.random.default_rng(3).normal(size=(6, 4))
    plots.curve_with_interval(axes, range(4), runs, label="agent", colour=plots.PALETTE[1])
    [line] = axes.lines
    np.testing.assert_allclose(np.asarray(line.get_ydata()), runs.mean(axis=0))
    assert (line.get_label(), line.get_color(), line.get_linestyle()) == ("agent", plots.PALETTE[1], "--")
    [band] = axes.collections
    assert isinstance(band, FillBetweenPolyCollection)
    lower, upper = plots.mean_interval(runs)
    ys = np.asarray(band.get_paths()[0].vertices)[:, 1]
    assert ys.min() == lower.min()
    assert ys.max() == upper.max()


def test_the_number_of_runs_can_be_read_once(axes: Axes) -> None:
    for n_runs in (6, 6, 20, 1):
        plots.curve_with_interval(axes, range(4), np.zeros((n_runs, 4)), label="agent")
    [note] = axes.texts
    assert note.get_text() == "mean of 6 runs, 95 % interval\nmean of 20 runs, 95 % interval\none run"


def test_one_name_has_one_colour() -> None:
    colours = plots.colours_of(["greedy", "ε = 0.1", "UCB"])
    assert list(colours.values()) == list(plots.PALETTE[:3])
    assert plots.look_of(colours["UCB"]) == {"color": plots.PALETTE[2], "linestyle": plots.LINE_STYLES[2]}
    assert plots.look_of("red") == {"color": "red"}
    assert plots.look_of(None) == {}
    for bad in (["a", "b", "a"], [str(number) for number in range(8)]):
        with pytest.raises(ValueError, match="expected at most 7, each once"):
            plots.colours_of(bad)


def test_figures_have_a_white_background_of_their_own_whatever_the_user_likes() -> None:
    """In JupyterLab's dark theme, black on transparent cannot be read."""
    with plt.style.context("dark_background"), plt.rc_context({"savefig.transparent": True}):
        plots.use_style()
        figure, panel = plt.subplots()
        panel.set(xlabel="steps")
        image = Image.open(io.BytesIO(plots.png_of(figure))).convert("RGBA")
        pixels = np.asarray(image)
        assert pixels[0, 0].tolist() == [255, 255, 255, 255]
        assert pixels[..., 3].min() == 255
        assert to_rgb(panel.xaxis.label.get_color()) == to_rgb(panel.spines["left"].get_edgecolor()) == (0.0, 0.0, 0.0)


def test_a_single_run_has_no_band(axes: Axes) -> None:
    plots.curve_with_interval(axes, [0, 1], [[1, 2]], label="one")
    assert len(axes.lines) == 1
    assert len(axes.collections) == 0
    with pytest.raises(ValueError, match=r"shape \[1, 3\], expected \[n_runs, 2\]"):
        plots.curve_with_interval(axes, [0, 1], [[1, 2, 3]], label="one")


def test_heatmap_writes_numbers_in_a_colour_that_stands_out(axes: Axes) -> None:
    image = plots.heatmap(axes, [[0, 1], [np.nan, 10]], x_labels=["left", "right"], colour_label="visits", value_format="{:.0f}")
    assert {text.get_text(): text.get_color() for text in axes.texts} == {"0": "white", "1": "white", "10": "black"}
    assert [label.get_text() for label in axes.get_xticklabels()] == ["left", "right"]
    assert image.get_array() is not None
    figure = axes.get_figure(root=True)
    assert figure is not None
    assert checks.panels_of(figure) == [axes]
    assert figure.axes[1].get_ylabel() == "visits"
    with pytest.raises(ValueError, match="y_labels has 1 names, expected 2"):
        plots.heatmap(axes, [[0], [1]], y_labels=["a"])
    with pytest.raises(ValueError, match="at least one row"):
        plots.heatmap(axes, np.zeros((0, 2)))


def test_heatmap_without_numbers(axes: Axes) -> None:
    plots.heatmap(axes, np.eye(3), annotate=False)
    assert len(axes.texts) == 0


def test_grid_values_hatches_walls_and_names_cells(axes: Axes) -> None:
    walls = np.zeros((2, 3), dtype=np.bool_)
    walls[1, 1] = True
    values = np.arange(6.0).reshape(2, 3)
    plots.grid_values(axes, values, walls=walls, labels={(1, 2): "G", (1, 1): "cliff"})
    cells = {(round(text.get_position()[1]), round(text.get_position()[0])): text.get_text() for text in axes.texts}
    assert cells == {(0, 0): "0.0", (0, 1): "1.0", (0, 2): "2.0", (1, 0): "3.0", (1, 1): "cliff", (1, 2): "G\n5.0"}
    [wall] = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert wall.get_xy() == (0.5, 0.5)
    assert wall.get_hatch()
    assert values[1, 1] == 4.0
    assert axes.get_ylim() == (1.5, -0.5)
    with pytest.raises(ValueError, match=r"walls has shape \[1, 3\], expected \[2, 3\]"):
        plots.grid_values(axes, values, walls=walls[:1])
    with pytest.raises(ValueError, match=r"label 'S' is at \(2, 0\)"):
        plots.grid_values(axes, values, labels={(2, 0): "S"})


@pytest.mark.parametrize(
    ("arrows", "steps"),
    [
        (plots.CLIFF_ARROWS, ["up", "right", "down", "left"]),
        (plots.LAKE_ARROWS, ["left", "down", "right", "up"]),
        (plots.TAXI_ARROWS, ["down", "up", "right", "left"]),
    ],
)
def test_grid_policy_draws_every_best_action(axes: Axes, arrows: Any, steps: list[str]) -> None:
    actions = np.zeros((1, 4, 4), dtype=np.bool_)
    actions[0, range(4), range(4)] = True
    actions[0, 0] = True  # a tie of all four
    walls = np.array([[False, False, False, True]])
    plots.grid_policy(axes, actions, arrows=arrows, walls=walls)
    [quiver] = [found for found in axes.collections if isinstance(found, Quiver)]
    ways = [(int(np.sign(v)), int(np.sign(u))) for u, v in np.stack([quiver.U, quiver.V], axis=1)]
    meaning = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
    assert ways == [meaning[step] for step in steps] + [meaning[step] for step in steps[1:3]]


def test_taxi_and_lake_arrows_agree_with_gymnasium() -> None:
    import gymnasium as gym

    lake: Any = gym.make("FrozenLake-v1", is_slippery=False).unwrapped
    for action, (rows, columns) in enumerate(plots.LAKE_ARROWS):
        assert lake.P[5 + 4][action][0][1] == 9 + 4 * rows + columns
    cliff: Any = gym.make("CliffWalking-v1").unwrapped
    for action, (rows, columns) in enumerate(plots.CLIFF_ARROWS):
        assert cliff.P[17][action][0][1] == 17 + 12 * rows + columns
    taxi: Any = gym.make("Taxi-v4").unwrapped
    start = taxi.encode(2, 2, 0, 1)
    for action, (rows, columns) in enumerate(plots.TAXI_ARROWS):
        assert list(taxi.decode(taxi.P[start][action][0][1]))[:2] == [2 + rows, 2 + columns]


def test_grid_policy_over_values_and_bad_shapes(axes: Axes) -> None:
    plots.grid_values(axes, np.zeros((2, 2)))
    before = axes.texts[0].get_fontsize()
    plots.grid_policy(axes, np.ones((2, 2, 4)))
    assert float(axes.texts[0].get_fontsize()) < float(before)
    with pytest.raises(ValueError, match=r"shape \[2, 2\], expected \[rows, columns, 4\]"):
        plots.grid_policy(axes, np.zeros((2, 2)))


def test_gradient_flow_is_logarithmic_and_shows_zeros(axes: Axes) -> None:
    plots.gradient_flow(axes, ["first", "second", "third"], [1e-8, 0.0, 1.0], label="sigmoid")
    assert axes.get_yscale() == "log"
    assert [(text.get_position()[0], text.get_text()) for text in axes.texts] == [(1, "0")]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["first", "second", "third"]
    with pytest.raises(ValueError, match="expected none below 0"):
        plots.gradient_flow(axes, ["a"], [-1.0])
    with pytest.raises(ValueError, match="one for each name"):
        plots.gradient_flow(axes, ["a"], [1.0, 2.0])


def test_q_values_has_a_line_for_each_action(axes: Axes) -> None:
    plots.q_values(axes, [0, 1], [[1, 2], [3, 4]], action_names=["left", "right"], xlabel="angle (rad)")
    assert {str(line.get_label()): list(np.asarray(line.get_ydata())) for line in axes.lines} == {"left": [1, 3], "right": [2, 4]}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("angle (rad)", "action value")
    with pytest.raises(ValueError, match=r"expected \[2, 3\]"):
        plots.q_values(axes, [0, 1], [[1, 2], [3, 4]], action_names=["a", "b", "c"], xlabel="x")


def test_loss_contours_of_a_bowl_lie_evenly(axes: Axes) -> None:
    plots.loss_contours(axes, lambda x, y: x**2 + y**2, (-1, 1), (-2, 2), levels=5)
    [levels, *_] = [np.asarray(found.levels) for found in axes.collections if isinstance(found, ContourSet)]
    np.testing.assert_allclose(np.sqrt(levels), np.linspace(0, np.sqrt(5), 5), atol=1e-6)
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1, 1), (-2, 2))
    assert len(axes.figure.axes) == 2
    plots.loss_contours(axes, lambda x, y: x**2 + y**2, (-1, 1), (-2, 2), colour_bar=False)
    assert len(axes.figure.axes) == 2
    with pytest.raises(ValueError, match="x_range"):
        plots.loss_contours(axes, np.add, (1, 1), (0, 1))
    with pytest.raises(ValueError, match="levels is 1"):
        plots.loss_contours(axes, np.add, (0, 1), (0, 1), levels=1)
    with pytest.raises(ValueError, match="returned shape"):
        plots.loss_contours(axes, lambda x, y: float(np.sum(x + y)), (0, 1), (0, 1))
    with pytest.raises(ValueError, match="everywhere"):
        plots.loss_contours(axes, lambda x, y: 0 * (x + y), (0, 1), (0, 1))


def test_path_marks_both_ends_and_is_one_entry_of_the_legend(axes: Axes) -> None:
    plots.path(axes, [[0, 0], [1, 2], [3, 3]], label="descent")
    plots.path(axes, [[0, 1]], label="other")
    assert axes.get_legend_handles_labels()[1] == ["descent", "other"]
    assert axes.lines[0].get_color() == plots.PALETTE[0]
    assert axes.lines[3].get_color() == plots.PALETTE[1]
    for bad in (np.zeros((0, 2)), np.zeros((2, 3))):
        with pytest.raises(ValueError, match=r"expected \[n_points, 2\]"):
            plots.path(axes, bad, label="bad")
