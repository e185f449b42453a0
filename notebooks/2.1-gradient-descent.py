# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.1: Gradient descent: mathematics and code"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# You stand on a hillside in thick fog and want to get down to the valley. You see nothing, but you feel the slope under your feet. So you
# take a step downhill, feel again, take another step. That is **gradient descent**, and it is how nearly everything in this course learns:
# the line through points, the network that reads digits, the agent that lands on the moon.
#
# The slope tells you the direction. How *far* to step is up to you, and it is the question of this part. Too short, and you are still
# on the hillside at nightfall. Too long, and you land on the opposite slope, higher up than before. Somewhere between lies an exact limit;
# you will find it by experiment, then derive it in three lines, and then meet it again at the heart of reinforcement learning, where the
# same number is called the step size $\alpha$ of a value estimate.
#
# **After this part you can**
#
# - write gradient descent for numbers and for vectors, without any library doing it for you;
# - predict, from the learning rate and the curvature alone, whether it creeps, zigzags, bounces or runs away;
# - explain the bound $2/L$, and find it for a function of several variables;
# - say why a value estimate in RL with a step size of 0.1 is gradient descent.
#
# **You need** Parts 1.1 to 1.6 (tensors, vectors, the product of a matrix and a vector) and the derivative of $x^2$. Eigenvalues appear
# once; what you need of them is told there.
#
# **Time** about 35 minutes to read, 90 to work.
#
# **Sources** Nesterov, *Lectures on Convex Optimization* (2nd edition, 2018), section 1.2; Boyd and Vandenberghe, *Convex Optimization*
# (2004), section 9.3; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 2.4, 2.5 and 9.3.

# %%
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Literal, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.figures import controls, plots

device = devices.choose()
budget = budgets.current()
plots.use_style()

# %% [markdown]
# ## An experiment before any theory
#
# PyTorch ships with gradient descent, under the name `torch.optim.SGD`. For the moment it is a black box to us: it gets a function, a start
# and a **learning rate**, and returns the places that it visited. (Part 2.2 opens the box.)
#
# The landscape is the simplest valley there is, a parabola
#
# $$f(x) = \tfrac{L}{2} (x - m)^2$$
#
# with its lowest point at $m$. The number $L > 0$ says how steep its walls are; it is called the **curvature**, and it is the
# second derivative: $f''(x) = L$ everywhere.


# %%
def sgd_path(
    function: Callable[[torch.Tensor], torch.Tensor],
    start: float | Sequence[float],
    learning_rate: float,
    n_steps: int,
) -> NDArray[np.float64]:
    """Run PyTorch's own gradient descent and return every position that it visits.

    Args:
        function: What is minimised; takes the position (float64) and returns a tensor
            of shape ``[]``.
        start: First position: a number, or several.
        learning_rate: Length of a step, as a multiple of the slope.
        n_steps: Number of steps.

    Returns:
        Positions of shape ``[n_steps + 1]`` for a number, ``[n_steps + 1, n_dims]`` for
        several, the start included.
    """
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([x], lr=learning_rate)
    positions = [x.detach().numpy().copy()]
    for _ in range(n_steps):
        optimiser.zero_grad()
        function(x).backward()
        optimiser.step()
        positions.append(x.detach().numpy().copy())
    return np.stack(positions)


def parabola(x: torch.Tensor, curvature: float, minimum: float) -> torch.Tensor:
    """Return the height of the parabola of a given curvature above ``x`` (any shape), lowest at ``minimum``."""
    return curvature / 2 * (x - minimum) ** 2


# %% [markdown]
# Move the slider. The curvature is $L = 2$, the valley lies at $m = 1$, and we start at $x_0 = 4$. On the left you see where the walker is
# after each step; on the right how far from the valley, on a logarithmic scale.
#
# - Where does it get home fastest?
# - From where on does it jump from one side of the valley to the other?
# - **Which is the largest learning rate that still comes home?** Write your number down before you read on.
#
# (Where you see no slider, you are looking at a picture of this notebook, at a learning rate of 0.85.)


# %% tags=["demo"]
def walk_figure(learning_rate: float) -> Figure:
    """Draw twenty steps on the parabola with L = 2 and m = 1: position, and distance from the valley on a log scale."""
    curvature, minimum, start, n_steps = 2.0, 1.0, 4.0, 20
    positions = sgd_path(
        lambda x: parabola(x, curvature, minimum), start, learning_rate, n_steps
    )
    steps = np.arange(n_steps + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained")
    left.axhline(minimum, color="grey", linestyle="--", label="the valley, $m = 1$")
    left.plot(steps, positions, marker="o", markersize=4, label="position $x_k$")
    left.set(
        xlabel="step $k$",
        ylabel="position $x_k$",
        ylim=(-8, 10),
        xticks=range(0, n_steps + 1, 5),
    )
    left.legend(loc="upper right")
    right.axhline(
        abs(start - minimum),
        color="grey",
        linestyle="--",
        label="distance at the start",
    )
    right.semilogy(
        steps,
        np.maximum(np.abs(positions - minimum), 1e-16),
        marker="o",
        markersize=4,
        label="distance now",
    )
    right.set(
        xlabel="step $k$",
        ylabel="distance $|x_k - m|$",
        ylim=(1e-9, 1e6),
        xticks=range(0, n_steps + 1, 5),
    )
    right.legend(loc="lower left")
    figure.suptitle(
        f"learning rate {learning_rate:.2f}: after {n_steps} steps, "
        f"{abs(positions[-1] - minimum):.4g} from the valley"
    )
    return figure


controls.interactive_figure(
    walk_figure, learning_rate=controls.slider(0.0, 1.3, 0.05, 0.85, "learning rate")
)

# %% [markdown]
# Now the same experiment for four curvatures, and for many learning rates each: by what factor has the distance changed after 20 steps?
# A factor below 1 means that we got closer, above 1 that we ran away. On the left each curvature has a limit of its own. On the right
# is the same data, drawn against the *product* of learning rate and curvature. (Factors below $10^{-8}$ are drawn at the lower edge.)


# %% tags=["demo"]
def change_of_distance(
    curvature: float, learning_rate: float, n_steps: int = 20
) -> float:
    """Return the distance from the valley after ``n_steps`` steps, as a multiple of the distance at the start."""
    positions = sgd_path(
        lambda x: parabola(x, curvature, 1.0), 4.0, learning_rate, n_steps
    )
    return float(abs(positions[-1] - 1.0) / abs(positions[0] - 1.0))


def sweep_figure(changes: dict[float, list[tuple[float, float]]]) -> Figure:
    """Draw the change of distance against the learning rate, and against its product with the curvature."""
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(9.5, 3.6), sharey=True, layout="constrained"
    )
    for number, (curvature, pairs) in enumerate(changes.items()):
        rates, ratios = np.array(pairs).T
        for axes, x in ((left, rates), (right, rates * curvature)):
            axes.semilogy(
                x,
                np.maximum(ratios, 1e-8),
                "os^D"[number],
                linestyle="none",
                markersize=4 + 1.5 * (3 - number),
                label=f"L = {curvature:g}",
            )
            axes.axhline(1.0, color="grey", linewidth=1)
    left.set(
        xlabel="learning rate",
        ylabel="distance after 20 steps / at the start",
        ylim=(1e-8, 1e6),
    )
    right.set(xlabel="learning rate times curvature")
    right.axvline(2.0, color="black", linestyle="--", label="product = 2")
    left.legend(loc="lower right")
    right.legend(loc="lower right")
    return figure


products = np.arange(0.05, 2.8, 0.1)
sweep = {
    curvature: [
        (float(p / curvature), change_of_distance(curvature, float(p / curvature)))
        for p in products
    ]
    for curvature in (0.5, 1.0, 2.0, 4.0)
}
sweep_figure(sweep)
plt.show()
for _curvature, _pairs in sweep.items():
    _closer = [rate for rate, change in _pairs if change < 1]
    _away = [rate for rate, change in _pairs if change > 1]
    print(
        f"L = {_curvature:3g}: gets closer up to {max(_closer):.4f}, runs away "
        f"from {min(_away):.4f};  2 / L = {2 / _curvature:.4f}"
    )
    assert max(_closer) < 2 / _curvature < min(_away)

# %% [markdown]
# Four curves become one. Only the product of learning rate and curvature matters, and the edge is at 2. With the letter $\eta$ (eta) for
# the learning rate: it came home for $\eta L < 2$, and ran away for $\eta L > 2$. In the slider above $L$ was 2, so the limit was 1. Was
# that your number?
#
# An experiment says *what*. Three lines of mathematics say *why*.

# %% [markdown]
# ## The mathematics
#
# The **derivative** $f'(x)$ is the slope at $x$: positive where the hill rises to the right. To go down, step against it:
#
# $$x_{k+1} = x_k - \eta\, f'(x_k), \qquad k = 0, 1, 2, \dots$$
#
# For our parabola $f'(x) = L (x - m)$. Now look at the **error**, the signed distance from the valley, $e_k = x_k - m$. Subtract $m$ from
# both sides of the update:
#
# $$e_{k+1} = x_{k+1} - m = (x_k - m) - \eta L (x_k - m) = (1 - \eta L)\, e_k .$$
#
# Each step multiplies the error by the same number, the **contraction factor** $r = 1 - \eta L$. So after $k$ steps
#
# $$e_k = (1 - \eta L)^k\, e_0 ,$$
#
# and this goes to zero, from any start other than the valley itself, exactly if $|1 - \eta L| < 1$, that is, if
#
# $$0 < \eta < \frac{2}{L} .$$
#
# There is the edge that you found. The sign of the factor tells the rest of the story:
#
# | learning rate | factor $r = 1 - \eta L$ | what the walker does | we call it |
# |---|---|---|---|
# | $\eta = 0$ | $r = 1$ | never moves | `"still"` |
# | $0 < \eta \le 1/L$ | $0 \le r < 1$ | comes home from one side; at $\eta = 1/L$, where $r = 0$, in a single step | `"converges"` |
# | $1/L < \eta < 2/L$ | $-1 < r < 0$ | comes home, and changes sides at each step | `"oscillates"` |
# | $\eta = 2/L$ | $r = -1$ | jumps between two points for ever | `"bounces"` |
# | $\eta > 2/L$ | $r < -1$ | changes sides, further out at each step | `"diverges"` |
#
# Mind the second and third row: both come home. Zigzag is no illness as long as it shrinks. Beyond $2/L$ it grows.
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $x_k$ | position after $k$ steps | `positions[k]` | scalar, float; later `[n_dims]` |
# | $f'(x)$, $\nabla f(x)$ | slope, gradient | `derivative(x)` | like the position |
# | $\eta$ | learning rate | `learning_rate` | scalar, at least 0 |
# | $L$ | curvature (of several: the largest) | `curvature` | scalar, above 0 |
# | $m$ | the valley: where $f$ is smallest | `minimum` | like the position |
# | $r = 1 - \eta L$ | contraction factor | `factor` | scalar |
# | $A$ | Hessian: all second derivatives | `hessian` | `[n_dims, n_dims]` |
# | $\alpha$ | step size of a value estimate | `step_size` | scalar in $(0, 1]$ |
#
# Does the factor of the formula agree with the black box? Divide each error by the one before it:

# %% tags=["demo", "nbval-check-output"]
for _rate in (0.1, 0.4, 0.5, 0.85, 1.0, 1.1):
    _errors = sgd_path(lambda x: parabola(x, 2.0, 1.0), 4.0, _rate, 5) - 1.0
    _factor = 1 - _rate * 2.0
    print(
        f"learning rate {_rate:4}: errors {np.array2string(_errors, precision=3, suppress_small=True):50} "
        f""
        f""
        f""
        f""
        f""
        f"factor {_factor:+.2f}"
    )
    assert np.allclose(_errors, _errors[0] * _factor ** np.arange(6), atol=1e-12)

# %% [markdown]
# It does, to the last digit that is printed (and the cell asserts it to twelve). At 0.5 the factor is zero: one step, and home. At 1.0
# it is $-1$: the walker is for ever three away, on the one side and on the other.

# %% [markdown]
# ## Exercise 1: the slope
#
# *Easy, about 5 minutes.* Return the derivative of $f(x) = \tfrac{L}{2} (x - m)^2$ at one point. With $L = 2$, $m = 1$ and $x = 4$, it is
# $2 \cdot (4 - 1) = 6$: at 4, the parabola rises to the right.
#
# <details><summary>Hint</summary>
#
# The derivative of $\tfrac12 u^2$ is $u$. Which sign should the slope have to the *left* of the valley?
#
# </details>


# %% exercise="slope" task=1
def slope(x: float, curvature: float, minimum: float) -> float:
    """Return the derivative of the parabola ``curvature / 2 * (x - minimum) ** 2``.

    Args:
        x: Where the slope is felt.
        curvature: The second derivative L, above 0.
        minimum: The position m of the lowest point.

    Returns:
        The slope at ``x``: negative to the left of the lowest point, positive to the
        right.
    """
    # BEGIN SOLUTION
    return curvature * (x - minimum)
    # END SOLUTION


# %% test="slope" points=1
def test_slope() -> None:
    checks.close(
        "the slope at 4",
        checks.attempt(slope, 4.0, curvature=2.0, minimum=1.0),
        6.0,
        thought="L times the distance from m.",
    )
    checks.close(
        "the slope at 1",
        checks.attempt(slope, 1.0, curvature=2.0, minimum=1.0),
        0.0,
        thought="At its lowest point, it is flat.",
    )


# %% hidden="slope" points=1
def hidden_slope() -> None:
    rng = np.random.default_rng(21)
    for _trial in range(100):
        x, m = (float(value) for value in rng.normal(scale=10.0, size=2))
        slope_factor = float(rng.uniform(0.01, 20.0))
        # Written another way: a central difference is exact for a parabola.
        expected_slope = (0.5 * slope_factor * (x + 0.5 - m) ** 2) - (
            0.5 * slope_factor * (x - 0.5 - m) ** 2
        )
        _slope = checks.attempt(slope, x, curvature=slope_factor, minimum=m)
        checks.close(
            "the slope",
            _slope,
            expected_slope,
            thought="Does it hold left of the valley, and for any L and m?",
            rtol=1e-4,
            atol=2e-4,
        )


# %% [markdown]
# ## Exercise 2: walk
#
# *Easy, about 15 minutes.* Now write the loop yourself: from `start`, make `n_steps` steps $x \leftarrow x - \eta f'(x)$ and return **all**
# positions, the start included. The slope comes in as a function, so that your loop works on any landscape.
#
# With `derivative = lambda x: 2 * (x - 1)`, a start of 4 and a learning rate of 0.25, two steps give `[4.0, 2.5, 1.75]`: the
# slope at 4 is 6, so the first step is $-0.25 \cdot 6 = -1.5$; the error goes 3, 1.5, 0.75, halved each time.
#
# <details><summary>Hint</summary>
#
# Keep a list that begins with `start`. In each round feel the slope *where you are now*, the last entry of the list.
#
# </details>


# %% exercise="descend" task=1
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    """Walk downhill on a function of one variable.

    Args:
        derivative: Returns the slope at a position.
        start: First position.
        learning_rate: Multiple of the slope by which each step moves, at least 0.
        n_steps: Number of steps, at least 0.

    Returns:
        The ``n_steps + 1`` positions in order, from ``start`` on.
    """
    # BEGIN SOLUTION
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1]
        positions.append(x - learning_rate * derivative(x))
    return positions
    # END SOLUTION


# %% test="descend" points=1
def test_descend() -> None:
    positions = checks.attempt(
        descend, lambda x: 2 * (x - 1), start=4.0, learning_rate=0.25, n_steps=3
    )
    checks.equal(
        "the number of positions after 3 steps",
        len(positions),
        4,
        thought="The start counts as a position, too.",
    )
    checks.close(
        "the positions",
        positions,
        [4.0, 2.5, 1.75, 1.375],
        thought="The error should be halved: 3, 1.5, 0.75, 0.375.",
    )


# %% hidden="descend" points=2
def hidden_descend() -> None:
    rng = np.random.default_rng(22)
    for _trial in range(60):
        slope_factor, _m, start = (
            float(rng.uniform(0.2, 5.0)),
            float(rng.normal()),
            float(rng.normal(scale=4.0)),
        )
        rate, n = float(rng.uniform(0.0, 2.4)) / slope_factor, int(rng.integers(0, 25))
        # Written another way: the closed form of the text.
        expected_positions = _m + (1.0 - rate * slope_factor) ** np.arange(n + 1) * (
            start - _m
        )
        positions = checks.attempt(
            descend,
            lambda x, curve=slope_factor, m=_m: curve * (x - m),
            start=start,
            learning_rate=rate,
            n_steps=n,
        )
        thought = (
            "Is each step against the slope at the place where you are, and are all "
            "positions there, from the start on?"
        )
        checks.close(
            "the positions",
            positions,
            expected_positions,
            thought=thought,
            rtol=1e-4,
            atol=1e-4,
        )
    positions = checks.attempt(
        descend, lambda x: 4.0 * x, start=-1e-3, learning_rate=0.2, n_steps=8
    )
    expected_small = -1e-3 * 0.2 ** np.arange(9)
    checks.close(
        "the positions",
        positions,
        expected_small,
        thought="Does it work on a small scale, too?",
        rtol=1e-4,
        atol=1e-12,
    )
    expected_positions = [2.0]
    for _trial in range(12):
        expected_positions.append(
            expected_positions[-1] + 0.7 * math.sin(expected_positions[-1])
        )
    positions = checks.attempt(
        descend, lambda x: -math.sin(x), start=2.0, learning_rate=0.7, n_steps=12
    )
    checks.close(
        "the positions",
        positions,
        expected_positions,
        thought="Does it work on a landscape that is no parabola?",
        rtol=1e-4,
    )
    positions = checks.attempt(
        descend, lambda x: x, start=-3.0, learning_rate=0.1, n_steps=0
    )
    checks.close(
        "the positions",
        positions,
        [-3.0],
        thought="What is returned after no step at all?",
    )


# %% [markdown]
# ## Exercise 3: draw the path
#
# *Medium, about 15 minutes.* A list of numbers is not yet a picture. Draw the landscape and the walk on it, in one pair of axes:
#
# - the **curve** of the function as a line of at least 100 points, from at least 1 to the left of the leftmost position to at least 1 to
#   the right of the rightmost one;
# - the **path** as a line through the points $(x_k, f(x_k))$, in the order of the steps, with a marker at each;
# - labels on both axes, and a legend that names curve and path.
#
# Return the `Figure`. The function takes one number at a time (it may use `math`), so call it for each point.
# For `function = lambda x: x**2` and the positions `[2.0, -1.0]`, the path goes from $(2, 4)$ to $(-1, 1)$ and the curve reaches at
# least from $-2$ to $3$.
#
# <details><summary>Hint</summary>
#
# `figure, axes = plt.subplots()`, then two calls of `axes.plot`: one with `np.linspace(min(positions) - 1, max(positions) + 1, 200)`, one
# with the positions and `marker="o"`. Give each a `label`, call `axes.legend()`, and return `figure`.
#
# </details>


# %% exercise="path_figure" task=2
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    """Draw a function and the path of an optimiser on it.

    Args:
        function: Returns the height above one position.
        positions: At least one position, in the order of the steps.

    Returns:
        A figure with one pair of axes that holds the curve and the path.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(float(x)) for x in grid], label="function")
    axes.plot(
        list(positions),
        [function(x) for x in positions],
        marker="o",
        label="path of the optimiser",
    )
    axes.set(xlabel="position x", ylabel="height f(x)")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="path_figure" points=1
def test_path_figure() -> None:
    figure = checks.figure(
        checks.attempt(path_figure, lambda x: x**2, [2.0, -1.0, 0.5]),
        n_axes=1,
        thought="Do you return the figure?",
    )
    axes = checks.panels_of(figure)[0]
    checks.line(
        "the path",
        axes,
        [2.0, -1.0, 0.5],
        [4.0, 1.0, 0.25],
        thought="A line through the points (x, f(x)), in the order of the steps.",
    )
    wide = [
        line for line in axes.get_lines() if len(np.asarray(line.get_xdata())) >= 100
    ]
    checks.true(
        "there is a line of at least 100 points",
        len(wide) >= 1,
        thought="Where is the curve of the function itself?",
    )
    checks.true(
        "there is a legend",
        axes.get_legend() is not None or len(figure.legends) > 0,
        thought="Give each line a label, then call axes.legend().",
    )
    plt.close("all")


# %% hidden="path_figure" points=2
def hidden_path_figure() -> None:
    cases: list[tuple[Callable[[float], float], list[float]]] = [
        (lambda x: (x - 1.0) ** 2, [4.0, 2.5, 1.75, 1.375]),
        (lambda x: math.cos(x), [0.5, 1.5, 2.8, 3.1]),
        (lambda x: 0.5 * x * x + 3.0, [-6.0, 5.0, -4.0, 3.0, -2.0]),
        (lambda x: abs(x), [0.0]),
        (lambda x: x * x, [3.0, 3.0, 3.0]),
    ]
    for function, walk in cases:
        with checks.unchanged(positions=walk):
            figure = checks.figure(
                checks.attempt(path_figure, function, walk),
                n_axes=1,
                thought="One figure with one pair of axes?",
            )
        axes = checks.panels_of(figure)[0]
        heights = [function(_x) for _x in walk]
        checks.line(
            "the path",
            axes,
            walk,
            heights,
            thought=(
                "Is the path in the order of the steps, at the heights of the function?"
            ),
        )
        paths = [
            line
            for line in axes.get_lines()
            if np.shape(line.get_xdata()) == (len(walk),)
            and np.allclose(np.asarray(line.get_xdata(), dtype=float), walk)
        ]
        nothing = (None, "", " ", "None", "none")
        checks.true(
            "a marker at each position",
            any(p.get_marker() not in nothing for p in paths),
            thought="Can each step be seen?",
        )
        checks.true(
            "a line",
            any(p.get_linestyle() not in nothing for p in paths),
            thought="Does a line lead from step to step?",
        )
        curves = [
            np.asarray(line.get_xydata(), dtype=float)
            for line in axes.get_lines()
            if len(np.asarray(line.get_xdata())) >= 100
        ]
        curves = [
            curve if curve[0, 0] < curve[-1, 0] else curve[::-1] for curve in curves
        ]
        good = [
            bool(np.all(np.diff(curve[:, 0]) > 0))  # a curve, not a cloud of points
            and curve[0, 0] <= min(walk) - 1 + 1e-9
            and curve[-1, 0] >= max(walk) + 1 - 1e-9
            and np.allclose(
                curve[:, 1],
                [function(float(_x)) for _x in curve[:, 0]],
                rtol=1e-5,
                atol=1e-7,
            )
            for curve in curves
        ]
        checks.true(
            "the curve",
            any(good),
            thought=(
                "Does the curve show this function, and reach one further than "
                "the path "
                "on both sides?"
            ),
        )
        legends = [
            legend
            for legend in (axes.get_legend(), *figure.legends)
            if legend is not None
        ]
        texts = [
            text.get_text().strip() for legend in legends for text in legend.get_texts()
        ]
        checks.true(
            "the legend",
            len(set(texts)) >= 2 and all(texts),
            thought="Does the legend name the curve and the path?",
        )


# %% [markdown]
# With both functions of yours, here are three walks from the table above (they appear when Exercises 1 to 3 are done).

# %% tags=["demo"]
for _rate in (0.1, 0.45, 0.95):
    _shown = path_figure(
        lambda x: (x - 1.0) ** 2, descend(lambda x: slope(x, 2.0, 1.0), 4.0, _rate, 12)
    )
    _shown.axes[0].set_title(f"learning rate {_rate}: factor {1 - 2 * _rate:+.1f}")
plt.show()

# %% [markdown]
# What to see: at 0.1 the steps get shorter as the slope flattens, all on one wall. At 0.45 two steps all but finish the journey. At 0.95
# the walker crosses the valley each time and loses only a tenth of its distance on the way.

# %% [markdown]
# ## From one number to many
#
# A network has many weights $x = (x_1, \dots, x_n)$. The slope becomes the **gradient**, the vector of all partial derivatives,
#
# $$\nabla f(x) = \Bigl( \frac{\partial f}{\partial x_1}, \dots, \frac{\partial f}{\partial x_n} \Bigr), \qquad
# x_{k+1} = x_k - \eta\, \nabla f(x_k).$$
#
# It points straight uphill, where the function grows fastest. The simplest valley is now a round bowl, the **squared norm**
# $f(x) = \lVert x \rVert^2 = x_1^2 + \dots + x_n^2$. Its partial derivative by $x_i$ is $2 x_i$, so $\nabla f(x) = 2x$.
#
# ## Exercise 4: walk in many dimensions
#
# *Medium, about 15 minutes.* Run gradient descent on the squared norm $f(x) = \lVert x \rVert^2$, for a vector of any length. Return a
# tensor with one row for each position, the start included, of the dtype and on the device of `start`.
#
# From $(2, -4)$ with a learning rate of 0.25, two steps give the rows $(2, -4)$, $(1, -2)$, $(0.5, -1)$.
#
# <details><summary>Hint</summary>
#
# `torch.stack` turns a list of vectors into a table. If all rows of your table are alike: `x -= ...` changes the very tensor that is
# already in your list; `x = x - ...` makes a new one.
#
# </details>


# %% exercise="descend_vector" task=3
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    """Run gradient descent on the squared norm of a vector.

    Args:
        start: First position, shape ``[n_dims]``, a floating dtype; it is not changed.
        learning_rate: Multiple of the gradient by which each step moves, at least 0.
        n_steps: Number of steps, at least 0.

    Returns:
        Positions from ``start`` on, shape ``[n_steps + 1, n_dims]``, dtype and device
        of ``start``.
    """
    # BEGIN SOLUTION
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1]
        positions.append(x - learning_rate * 2 * x)
    return torch.stack(positions)
    # END SOLUTION


# %% test="descend_vector" points=1
def test_descend_vector() -> None:
    path = checks.attempt(
        descend_vector,
        torch.tensor([2.0, -4.0], device=device),
        learning_rate=0.25,
        n_steps=2,
    )
    path = checks.tensor(
        "the path",
        path,
        shape=(3, 2),
        dtype=torch.float32,
        thought="One row for each position, the start included.",
    )
    checks.close(
        "the path",
        path,
        [[2.0, -4.0], [1.0, -2.0], [0.5, -1.0]],
        thought="The gradient of the squared norm is 2x.",
    )


# %% hidden="descend_vector" points=2
def hidden_descend_vector() -> None:
    generator = torch.Generator().manual_seed(24)
    for n_dims in (1, 2, 5, 64):
        for n, rate in (
            (0, 0.3),
            (1, 0.5),
            (6, 0.1),
            (9, 0.7),
            (5, 1.0),
            (7, 1.2),
            (3, 0.0),
        ):
            for place, dtype, rtol in (
                ("cpu", torch.float64, 1e-9),
                (device.type, torch.float32, 1e-4),
            ):
                begin = torch.randn(2 * n_dims, generator=generator).to(place, dtype)[
                    ::2
                ]
                with checks.unchanged(start=begin):
                    path = checks.attempt(
                        descend_vector, begin, learning_rate=rate, n_steps=n
                    )
                thought = (
                    "Is there one row for each position, in the dtype of the "
                    "start, after "
                    "no step too?"
                )
                path = checks.tensor(
                    "the path",
                    path,
                    shape=(n + 1, n_dims),
                    dtype=dtype,
                    thought=thought,
                )
                checks.equal(
                    "where the path is",
                    path.device.type,
                    begin.device.type,
                    thought="Is the path on the device of the start?",
                )
                expected_path = np.outer(
                    (1.0 - 2.0 * rate) ** np.arange(n + 1), begin.cpu().double().numpy()
                )
                thought = (
                    "Does each row follow from the one before it, with the gradient "
                    "there, and for large learning rates too?"
                )
                checks.close(
                    "the path",
                    path,
                    expected_path,
                    thought=thought,
                    rtol=rtol,
                    atol=1e-6 if dtype == torch.float32 else 1e-12,
                )


# %% [markdown]
# ## A valley that is narrow one way and wide the other
#
# A round bowl has one curvature in all directions. Real loss surfaces do not: one weight matters much, another hardly. The second
# derivatives of a function of several variables form a symmetric matrix $A$, the **Hessian**, and the quadratic valley is
#
# $$f(x) = \tfrac12 (x - m)^\top A\, (x - m), \qquad \nabla f(x) = A (x - m).$$
#
# Exactly as before, the error $e_k = x_k - m$ obeys
#
# $$e_{k+1} = e_k - \eta A e_k = (I - \eta A)\, e_k .$$
#
# A symmetric matrix has $n$ directions at right angles to each other, its **eigenvectors** $v_i$, along which it only stretches:
# $A v_i = \lambda_i v_i$. The stretch $\lambda_i$ is the **eigenvalue**, and here it is the curvature of the valley in that direction.
# Along $v_i$
#
# $$(I - \eta A)\, v_i = (1 - \eta \lambda_i)\, v_i ,$$
#
# so each direction is a parabola of its own, with a contraction factor of its own, $1 - \eta \lambda_i$. All of them must lie between
# $-1$ and $1$, and the steepest direction is the first to break the rule. Gradient descent comes home from every start exactly if
#
# $$0 < \eta < \frac{2}{L}, \qquad L = \lambda_{\max}(A).$$
#
# The *flattest* direction pays for it: it must make do with the learning rate that the steepest one allows. Their ratio
# $\lambda_{\max} / \lambda_{\min}$ is called the condition number, and where it is large, gradient descent is slow. Here it is ten.

# %% tags=["demo"]
turn = math.radians(30)
directions = np.array(
    [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
)  # columns: flat, steep
curvatures = np.array([1.0, 10.0])
narrow_hessian = directions @ np.diag(curvatures) @ directions.T
hessian_tensor = torch.from_numpy(narrow_hessian)


def narrow_valley(x: torch.Tensor) -> torch.Tensor:
    """Return the height of a valley with its lowest point at the origin; ``x`` has shape ``[2]``, float64."""
    return 0.5 * x @ hessian_tensor @ x


def valley_figure(
    rates: Sequence[float], start: Sequence[float], n_steps: int
) -> Figure:
    """Draw the path of gradient descent through the narrow valley for several learning rates."""
    figure, panels = plt.subplots(
        1,
        len(rates),
        figsize=(3.6 * len(rates), 3.5),
        sharex=True,
        sharey=True,
        layout="constrained",
    )
    a, b, c = narrow_hessian[0, 0], narrow_hessian[0, 1], narrow_hessian[1, 1]
    for axes, rate in zip(panels, rates, strict=True):
        plots.loss_contours(
            axes,
            lambda x, y: 0.5 * (a * x**2 + 2 * b * x * y + c * y**2),
            (-3.5, 5),
            (-4, 4.5),
            levels=15,
        )
        plots.path(
            axes,
            sgd_path(narrow_valley, start, rate, n_steps),
            label=f"{n_steps} steps",
        )
        axes.set(
            xlabel="$x_1$",
            ylabel="$x_2$",
            title=f"learning rate {rate}",
            xlim=(-3.5, 5),
            ylim=(-4, 4.5),
        )
        axes.legend(loc="upper left")
    return figure


valley_figure((0.02, 0.17, 0.205), (4.0, 1.0), 25)
plt.show()
for _rate in (0.02, 0.17, 0.205):
    _along = (
        sgd_path(narrow_valley, (4.0, 1.0), _rate, 25) @ directions
    )  # coordinates along the flat and the steep direction
    _factors = 1 - _rate * curvatures
    assert np.allclose(
        _along, _along[0] * _factors ** np.arange(26)[:, None], atol=1e-9
    )
    print(
        f"learning rate {_rate:5}: factors flat {_factors[0]:+.3f}, steep "
        f"{_factors[1]:+.3f}; after 25 steps {np.abs(_along[-1]).round(4)}"
    )

# %% [markdown]
# The bound is $2 / 10 = 0.2$. At 0.02 the steep direction is soon done and the walker then creeps along the flat one. At 0.17 it zigzags
# across the valley, and comes home. At 0.205 the flat direction is doing fine, as its factor says, and the steep one throws the walker
# out. The cell asserts that along each of the two directions the error is multiplied, at each step, by exactly its own factor.

# %% [markdown]
# ## Exercise 5: name what happens
#
# *Medium, about 15 minutes.* Turn the table of the mathematics section into a function. For a learning rate $\eta$ and a curvature $L$ it
# returns `"still"`, `"converges"`, `"oscillates"`, `"bounces"` or `"diverges"`. A negative learning rate would climb, and a curvature
# that is not above 0 is no valley: refuse both with a `ValueError`.
#
# `classify_rate(0.25, 2.0)` is `"converges"`, for the factor is $+0.5$. The boundaries count: $\eta = 1/L$ still converges, $\eta = 2/L$
# bounces. (They are tested where computers divide without rounding, $L = 2$ or $L = 0.5$ for example.)
#
# <details><summary>Hint</summary>
#
# Compute the factor first. Then go through the table from its top; who arrives at the last row needs no condition any more.
#
# </details>

# %%
# What gradient descent does on a parabola, as the table above defines it.
Behaviour: TypeAlias = Literal[
    "still", "converges", "oscillates", "bounces", "diverges"
]


# %% exercise="classify_rate" task=4
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    """Say what gradient descent does on a parabola.

    Args:
        learning_rate: At least 0.
        curvature: The second derivative L, above 0.

    Returns:
        The word of the table for this learning rate.

    Raises:
        ValueError: The learning rate is negative, or the curvature is not above 0.
    """
    # BEGIN SOLUTION
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(
            f"got learning rate {learning_rate} and curvature {curvature}, "
            f"expected at least 0 and above 0"
        )
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"
    # END SOLUTION


# %% test="classify_rate" points=1
def test_classify_rate() -> None:
    for rate, expected_word in (
        (0.25, "converges"),
        (0.75, "oscillates"),
        (1.5, "diverges"),
    ):
        word = checks.attempt(classify_rate, rate, 2.0)
        thought = f"The factor is {1 - 2 * rate:+.1f}: which row of the table is that?"
        checks.equal(
            f"the word for learning rate {rate} and L = 2",
            word,
            expected_word,
            thought=thought,
        )
    checks.raises(
        ValueError,
        lambda: classify_rate(-0.1, 2.0),
        thought="Does a negative learning rate go downhill?",
    )


# %% hidden="classify_rate" points=2
def hidden_classify_rate() -> None:
    rng = np.random.default_rng(25)
    pairs = [
        (float(rng.uniform(0.0, 3.0)) / slope_factor, slope_factor)
        for slope_factor in (0.01, 0.1, 0.5, 1.0, 3.0, 7.0, 400.0)
        for _trial in range(30)
    ]
    pairs += [
        (edge / slope_factor, slope_factor)
        for slope_factor in (0.125, 0.5, 1.0, 2.0, 64.0)
        for edge in (0.0, 0.5, 0.999, 1.0, 1.001, 1.5, 1.999, 2.0, 2.001, 50.0)
    ]
    for rate, slope_factor in pairs:
        r = 1 - Fraction(rate) * Fraction(slope_factor)  # exact
        expected_word = (
            "bounces"
            if r == -1
            else "still"
            if r == 1
            else "diverges"
            if abs(r) > 1
            else "oscillates"
            if r < 0
            else "converges"
        )
        word = checks.attempt(classify_rate, rate, slope_factor)
        checks.equal(
            "the word",
            word,
            expected_word,
            thought=(
                "Does it hold for every curvature, and on the boundaries: eta = "
                "0, 1/L, "
                "2/L?"
            ),
        )
    for _bad in (
        (-1e-9, 1.0),
        (-2.0, 1.0),
        (0.1, 0.0),
        (0.1, -1.0),
        (0.0, -3.0),
        (0.0, 0.0),
    ):
        checks.raises(
            ValueError,
            lambda bad=_bad: classify_rate(*bad),
            thought="Are a negative rate, and a curvature of 0 or below, refused?",
        )


# %% [markdown]
# ## Exercise 6: the bound, by experiment
#
# *Medium, about 20 minutes.* Suppose that you do not know $L$; of a network, nobody does. But you can *try* a learning rate and see whether
# it comes home. Find the edge with few experiments: each costs a training run.
#
# You get a function `converges(rate)` that does the experiment, and two rates: at `low` it converges, at `high` it does not, with one edge
# between them. Halve the interval again and again, always keeping the half with the edge in it (this is called **bisection**), until
# you know the edge to within `tolerance`. The two ends need an experiment as well: raise a `ValueError` if `low` does not converge, or if
# `high` does.
#
# With the edge at 1.0, `low=0`, `high=4`, the middle 2 does not converge, so the edge is in $[0, 2]$; then 1 is tried, and so on. Ten
# halvings narrow the interval down a thousandfold.
#
# <details><summary>Hint</summary>
#
# `while high - low > tolerance:` with `middle = (low + high) / 2`. If the middle converges, the edge is to its right: which end moves?
#
# </details>


# %% exercise="find_bound" task=4
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    """Find the learning rate at which convergence ends, by bisection.

    Args:
        converges: Tries a learning rate, and says whether gradient descent came home
            with it.
        low: A rate that converges.
        high: A larger rate that does not.
        tolerance: How far the answer may be from the edge, above 0.

    Returns:
        A rate within ``tolerance`` of the edge.

    Raises:
        ValueError: ``low`` does not converge, or ``high`` does.
    """
    # BEGIN SOLUTION
    if not converges(low) or converges(high):
        raise ValueError(
            f"expected convergence at {low} and none at {high}: the edge must lie "
            f"between them"
        )
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
    # END SOLUTION


# %% test="find_bound" points=1
def test_find_bound() -> None:
    bound = checks.attempt(
        find_bound, lambda rate: rate < 1.0, low=0.0, high=4.0, tolerance=0.001
    )
    checks.close(
        "an edge at 1.0",
        bound,
        1.0,
        thought="Which half of the interval holds the edge?",
        rtol=0,
        atol=0.001,
    )
    checks.raises(
        ValueError,
        lambda: find_bound(lambda rate: rate < 1.0, 2.0, 4.0, 0.1),
        thought="What if `low` does not converge?",
    )


# %% hidden="find_bound" points=2
def hidden_find_bound() -> None:
    rng = np.random.default_rng(26)
    thought_few = (
        "Do you halve the interval with each experiment, rather than try one rate "
        "after "
        "the other?"
    )
    for _trial in range(40):
        _edge, tolerance = (
            float(rng.uniform(0.05, 30.0)),
            float(10.0 ** rng.uniform(-7, -1)),
        )
        _low, _high = (
            float(rng.uniform(0.0, _edge)),
            _edge + float(rng.uniform(0.1, 40.0)),
        )
        _allowed, _tried = (
            4 * math.ceil(max(1.0, math.log2((_high - _low) / tolerance))) + 20,
            list[float](),
        )

        def experiment(
            rate: float,
            edge: float = _edge,
            low: float = _low,
            high: float = _high,
            allowed: int = _allowed,
            tried: list[float] = _tried,
        ) -> bool:
            tried.append(rate)
            checks.true("few experiments", len(tried) <= allowed, thought=thought_few)
            checks.true(
                "rates in the interval",
                low <= rate <= high,
                thought="Is each rate that you try between `low` and `high`?",
            )
            return rate < edge

        bound = checks.attempt(
            find_bound, experiment, low=_low, high=_high, tolerance=tolerance
        )
        checks.close(
            "the bound",
            bound,
            _edge,
            thought="Is the answer as close to the edge as the tolerance asks for?",
            rtol=0,
            atol=tolerance * (1 + 1e-6),
        )
    for _low, _high in ((1.5, 3.0), (0.0, 0.5), (0.2, 0.9)):
        thought = (
            "Are both ends tried: is it refused when `low` does not converge, and when "
            "`high` does?"
        )
        checks.raises(
            ValueError,
            lambda low=_low, high=_high: find_bound(
                lambda rate: rate < 1.0, low, high, 0.01
            ),
            thought=thought,
        )


# %% [markdown]
# ## Exercise 7: the bound, by calculation
#
# *Easy, about 10 minutes.* And if you do know the Hessian, one line of linear algebra tells. Return the bound $2 / \lambda_{\max}(A)$ of a
# symmetric matrix $A$ whose eigenvalues are all above 0.
#
# For $A = \begin{pmatrix} 5 & 3 \\ 3 & 5 \end{pmatrix}$ the eigenvectors are $(1, 1)$, with $A (1, 1)^\top = 8\, (1, 1)^\top$, and
# $(1, -1)$, with $2$. So $L = 8$, and the bound is $2/8 = 0.25$. Note that no entry of $A$ is as large as 8.
#
# <details><summary>Hint</summary>
#
# `torch.linalg.eigvalsh` returns the eigenvalues of a symmetric matrix, in ascending order.
#
# </details>


# %% exercise="rate_bound" task=4
def rate_bound(hessian: torch.Tensor) -> float:
    """Return the learning rate at which gradient descent on a quadratic valley stops to converge.

    Args:
        hessian: Symmetric, all eigenvalues above 0; shape ``[n_dims, n_dims]``, a
            floating dtype, on the CPU.

    Returns:
        Two over the largest eigenvalue.
    """
    # BEGIN SOLUTION
    return 2.0 / float(torch.linalg.eigvalsh(hessian).max())
    # END SOLUTION


# %% test="rate_bound" points=1
def test_rate_bound() -> None:
    bound = checks.attempt(rate_bound, torch.tensor([[5.0, 3.0], [3.0, 5.0]]))
    checks.close(
        "the bound",
        bound,
        0.25,
        thought="The curvatures are 8 and 2: which one sets the limit?",
        rtol=1e-5,
    )


# %% hidden="rate_bound" points=2
def hidden_rate_bound() -> None:
    rng = np.random.default_rng(27)
    for n_dims in (1, 2, 3, 6):
        for _trial in range(8):
            rotation = np.linalg.qr(rng.normal(size=(n_dims, n_dims)))[0]
            eigenvalues = rng.uniform(0.1, 10.0, size=n_dims)
            matrix = torch.from_numpy(rotation @ np.diag(eigenvalues) @ rotation.T)
            matrix = (matrix + matrix.T) / 2
            for dtype, rtol in ((torch.float64, 1e-5), (torch.float32, 1e-4)):
                given = matrix.to(dtype)
                with checks.unchanged(hessian=given):
                    bound = checks.attempt(rate_bound, given)
                checks.close(
                    "the bound",
                    bound,
                    2.0 / eigenvalues.max(),
                    thought="Is it the largest eigenvalue that counts?",
                    rtol=rtol,
                )
    checks.close(
        "the bound",
        checks.attempt(rate_bound, torch.diag(torch.tensor([4.0, 0.5, 2.0]))),
        0.5,
        thought="In any order?",
    )


# %% [markdown]
# Do experiment and calculation agree on the narrow valley of before? (This cell needs Exercises 6 and 7.)


# %% tags=["demo"]
def comes_home(rate: float) -> bool:
    """Try a learning rate in the narrow valley: is the walker nearer to the origin after 400 steps than at the start?"""
    positions = sgd_path(narrow_valley, (4.0, 1.0), rate, 400)
    return bool(np.abs(positions[-1]).max() < np.abs(positions[0]).max())


measured_bound, computed_bound = (
    find_bound(comes_home, 0.001, 0.5, 1e-4),
    rate_bound(hessian_tensor),
)
print(f"by experiment {measured_bound:.4f}, by calculation {computed_bound:.4f}")
assert abs(measured_bound - computed_bound) < 0.01 * computed_bound

# %% [markdown]
# ## The same thing in reinforcement learning
#
# An agent wants to know what a situation is worth, its **value** $V$. All that it gets are rewards $R_1, R_2, \dots$, one after the
# other, and after each it moves its estimate a little towards what it saw:
#
# $$V \leftarrow V + \alpha\, (R - V).$$
#
# This line, with ever better things in place of $R$, is the heart of Modules 4 and 5. And you know it already: the squared error
# $\tfrac12 (R - V)^2$ has the derivative $-(R - V)$ in $V$, so the line is one step of gradient descent on it, with
# learning rate $\alpha$. Its second derivative is 1. Therefore $L = 1$, and the bound is $\alpha < 2$.
#
# Nobody uses $\alpha = 1.9$, and the reason is **noise**. Say that rewards scatter around their mean $\mu$ with variance $\sigma^2$, each
# drawn anew. Then the error $V - \mu$ is multiplied by $1 - \alpha$, as before, and $\alpha (R - \mu)$ is added to it. Once the variance
# $v$ of the estimate has settled, a step no longer changes it:
#
# $$v = (1 - \alpha)^2\, v + \alpha^2 \sigma^2 \quad\Longrightarrow\quad v = \frac{\alpha}{2 - \alpha}\, \sigma^2 .$$
#
# There is our bound again, as the place where the denominator vanishes. Let 4000 agents estimate the same value side by side, and compare.


# %% tags=["demo"]
def settled_variance(
    step_size: float, n_agents: int, n_steps: int, generator: torch.Generator
) -> float:
    """Return the variance, over many agents, of value estimates after ``n_steps`` rewards of mean 1 and variance 1."""
    value = torch.zeros(n_agents, dtype=torch.float64)
    for _ in range(n_steps):
        reward = 1.0 + torch.randn(n_agents, generator=generator, dtype=torch.float64)
        value = value + step_size * (reward - value)
    return float(value.var())


step_sizes = [0.05, 0.1, 0.2, 0.5, 1.0, 1.5, 1.8]
noise = torch.Generator().manual_seed(0)
variances = [
    settled_variance(step_size, n_agents=4000, n_steps=200, generator=noise)
    for step_size in step_sizes
]
noise_figure, noise_axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
_fine = np.linspace(0.02, 1.9, 200)
noise_axes.semilogy(
    _fine, _fine / (2 - _fine), label=r"formula: $\alpha / (2 - \alpha)$"
)
noise_axes.semilogy(
    step_sizes, variances, "o", linestyle="none", label="4000 agents, measured"
)
noise_axes.axhline(1.0, color="grey", linewidth=1, label="variance of a single reward")
noise_axes.axvline(2.0, color="black", linestyle="--", label="the bound, 2 / L = 2")
noise_axes.set(xlabel=r"step size $\alpha$", ylabel="variance of the estimate")
noise_axes.legend()
plt.show()
for _step_size, _variance in zip(step_sizes, variances, strict=True):
    _formula = _step_size / (2 - _step_size)
    print(f"step size {_step_size:4}: variance {_variance:.3f}, formula {_formula:.3f}")
    assert abs(_variance - _formula) < 0.12 * _formula

# %% [markdown]
# What to see: at $\alpha = 1$ the estimate is simply the last reward, as noisy as a single reward is. Above 1 it is *worse* than that. A
# small step size averages over many rewards, and is calm but slow: its error shrinks by $1 - \alpha$ only. Calm or fast: this trade is
# waiting in every algorithm of the course.
#
# Two honest remarks. In the next modules the target of the estimate will itself hold an estimate (the method is then called temporal
# difference learning, TD), so that the valley moves while we walk; Part 8.3 shows what can go wrong with that. And when $V$ is a sum of
# weights times features, $V = w^\top \phi$, the curvature in the direction of $\phi$ is $\lVert \phi \rVert^2$: with large features, even a
# step size of 0.1 may be beyond the bound. That is why we scale observations.

# %% [markdown]
# ## And if the valley is no parabola?
#
# Then $L$ stands for the largest curvature *anywhere*, and $\eta < 2/L$ still guarantees that each step goes down (Nesterov, section
# 1.2). Beyond it all depends on the landscape. Take $f(x) = \sqrt{1 + x^2}$: nearly a parabola of curvature 1 at the bottom, and ever
# straighter further out.

# %% tags=["demo"]
rounded_figure, rounded_axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
for _rate in (0.5, 1.9, 2.5):
    _walked = sgd_path(lambda x: torch.sqrt(1 + x**2), 3.0, _rate, 60)
    rounded_axes.plot(
        _walked,
        marker=".",
        label=f"learning rate {_rate}: ends at {_walked[-2]:+.3f}, {_walked[-1]:+.3f}",
    )
    _heights_walked = np.sqrt(1 + _walked**2)
    if _rate < 2:
        assert np.all(np.diff(_heights_walked) <= 1e-15) and abs(_walked[-1]) < 0.05
    else:
        assert (
            np.allclose(np.abs(_walked[-10:]), math.sqrt(_rate**2 / 4 - 1), atol=1e-3)
            and _walked[-1] * _walked[-2] < 0
        )
rounded_axes.set(xlabel="step $k$", ylabel="position $x_k$", xlim=(-0.5, 25))
rounded_axes.legend(loc="upper right")
plt.show()

# %% [markdown]
# Below the bound every step goes down, and the walker comes home. Above it, at 2.5, it does not run away either: far out the walls are too
# flat to throw it further. It ends up bouncing between $-0.75$ and $+0.75$, where the step across the valley is exactly as long as
# the valley is wide there (solve $\eta\, x / \sqrt{1 + x^2} = 2 x$). A loss that stops falling and jumps up and down: when you see this in
# training, you now know which number to turn down.

# %% [markdown]
# ## Summary and outlook
#
# - Gradient descent steps against the slope: $x \leftarrow x - \eta \nabla f(x)$.
# - On a parabola each step multiplies the error by $1 - \eta L$. It comes home for $0 < \eta < 2/L$, from one side up to $1/L$, in zigzag
#   beyond; at $2/L$ it bounces for ever, above it runs away. The sweep over four curvatures and the formula agreed.
# - In several dimensions each eigenvector of the Hessian is a parabola of its own. The steepest sets the bound, the flattest sets the pace.
# - $V \leftarrow V + \alpha (R - V)$ is gradient descent with $L = 1$; under noise the variance settles at $\alpha / (2 - \alpha)$ times
#   that of the rewards, as 4000 agents confirmed.
#
# **Next**: Part 2.2 opens the black box that computed slopes for us, and Part 2.3 looks at the landscapes themselves, the loss functions.
#
# **Further reading**: Goh, *Why Momentum Really Works* (Distill, 2017), for pictures of eigenvalues at work; Cohen and others, *Gradient
# Descent on Neural Networks Typically Occurs at the Edge of Stability* (2021), where trained networks are found to live right at $2/L$.
