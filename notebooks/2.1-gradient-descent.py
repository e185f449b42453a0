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
# once; what you need to know about them is explained there.
#
# **Time** about 40 minutes to read, 95 to work.
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
# PyTorch ships with gradient descent, under the name `torch.optim.SGD`. For the moment it is a black box to us: it is given a function, a
# starting point and a **learning rate**, and returns the places that it visited. (Part 2.2 opens the box.)
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
    """Return the height of a parabola at ``x`` (any shape), lowest at ``minimum``."""
    return curvature / 2 * (x - minimum) ** 2


# %% [markdown]
# Move the slider. The curvature is $L = 2$, the valley lies at $m = 1$, and we start at $x_0 = 4$. On the left you see where the walker is
# after each step; on the right how far from the valley, on a logarithmic scale.
#
# We say that a walk **comes home** when its distance from the valley shrinks towards 0, by whatever route.
#
# - Where does it get home fastest?
# - From where on does it jump from one side of the valley to the other?
# - **Which is the largest learning rate with which the walk still comes home?** Write your number down before you read on.
#
# (If you see no slider, you are looking at a static copy of this notebook, at a learning rate of 0.85.)


# %% tags=["demo"] alt="Two panels against the step, 0 to 20, at a learning rate of 0.85. Left, the position zigzags around the valley at 1 with shrinking swings. Right, the distance from the valley falls along a straight line on a logarithmic scale, from 3 to 0.002."
def walk_figure(learning_rate: float) -> Figure:
    """Draw twenty steps with L = 2, m = 1: positions, and distances on a log scale."""
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


# %% tags=["demo"] alt="Two panels of the change of distance after 20 steps, on a logarithmic scale, for four curvatures. Against the learning rate the four curves cross 1 at four places; against learning rate times curvature they are one curve that crosses 1 at 2."
def change_of_distance(
    curvature: float, learning_rate: float, n_steps: int = 20
) -> float:
    """Return the distance from the valley after some steps, over that at the start."""
    positions = sgd_path(
        lambda x: parabola(x, curvature, 1.0), 4.0, learning_rate, n_steps
    )
    return float(abs(positions[-1] - 1.0) / abs(positions[0] - 1.0))


def sweep_figure(changes: dict[float, list[tuple[float, float]]]) -> Figure:
    """Draw the change of distance for each curvature.

    Args:
        changes: For each curvature pairs of a learning rate and the change of distance.

    Returns:
        Two panels: against the learning rate, and against its product with the
        curvature.
    """
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


def show_edge(curvature: float, changes: list[tuple[float, float]]) -> None:
    """Print between which learning rates getting closer turns into running away."""
    closer = max(rate for rate, change in changes if change < 1)
    away = min(rate for rate, change in changes if change > 1)
    print(
        f"L = {curvature:3g}: gets closer up to {closer:.4f}, runs away "
        f"from {away:.4f};  2 / L = {2 / curvature:.4f}"
    )
    assert closer < 2 / curvature < away


for sweep_curvature in sweep:
    show_edge(sweep_curvature, sweep[sweep_curvature])

# %% [markdown]
# Four curves become one. Only the product of learning rate and curvature matters, and the edge is at 2. With the letter $\eta$ (eta) for
# the learning rate: the walk came home for $\eta L < 2$, and ran away for $\eta L > 2$. In the slider above $L$ was 2, so the limit was 1. Was
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
# and this goes to zero, from any start other than the valley itself, exactly when $|1 - \eta L| < 1$, that is, when
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
# Mind the second and third rows: both come home. Zigzag is no illness as long as it shrinks. Beyond $2/L$ it grows.
#
# Here is the whole algorithm, for any function of which you know the derivative:
#
# ```text
# Gradient descent
# 1  x ← a start
# 2  repeat n times:
# 3      g ← slope of f at x
# 4      x ← x - learning rate * g
# 5  return all positions x, from the start on
# ```
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
def show_factor(learning_rate: float) -> None:
    """Print the errors of five steps with L = 2, and hold them against the formula."""
    errors = sgd_path(lambda x: parabola(x, 2.0, 1.0), 4.0, learning_rate, 5) - 1.0
    factor = 1 - learning_rate * 2.0
    shown = " ".join(f"{error:7.3f}" for error in errors)
    print(f"learning rate {learning_rate:4}: factor {factor:+.2f}, errors {shown}")
    assert np.allclose(errors, errors[0] * factor ** np.arange(6), atol=1e-12)


for shown_rate in (0.1, 0.4, 0.5, 0.85, 1.0, 1.1):
    show_factor(shown_rate)

# %% [markdown]
# It does, to the last digit that is printed (and the cell asserts it to twelve). At 0.5 the factor is zero: one step, and home. At 1.0
# it is $-1$: the walker stays three away for ever, now on one side, now on the other.

# %% [markdown]
# ## Exercise 1: the slope
#
# *Easy, about 5 minutes.* Return the derivative of $f(x) = \tfrac{L}{2} (x - m)^2$ at one point. With $L = 2$, $m = 1$ and $x = 4$, it is
# $2 \cdot (4 - 1) = 6$: at 4, the parabola rises to the right.
#
# (Return a plain number: `.item()` makes one of a tensor. Here and in Exercises 2 and 7 the tests forgive the rounding of float32. They do
# not forgive a number that is only near the derivative: a difference quotient to one side is, a symmetric one is exact here.)
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
    for x, curvature, minimum, expected, thought in (
        (4.0, 2.0, 1.0, 6.0, "L times the signed distance from m."),
        (1.0, 2.0, 1.0, 0.0, "At its lowest point, it is flat."),
        (-1.0, 2.0, 1.0, -4.0, "To the left of the valley it goes down to the right."),
        (1.0, 8.0, -0.5, 12.0, "Do L and m come from the arguments?"),
    ):
        what = f"the slope at {x} with L = {curvature} and m = {minimum}"
        found = checks.attempt(slope, x, curvature=curvature, minimum=minimum)
        plain = "A plain number: `.item()` makes one of a tensor."
        checks.number(what, found, thought=plain)
        checks.close(what, found, expected, thought=thought)


# %% hidden="slope" points=1
def hidden_slope() -> None:
    rng = np.random.default_rng(21)
    places = rng.normal(scale=10.0, size=(40, 2)).tolist()
    cases = [(x, float(rng.uniform(0.01, 20.0)), m) for x, m in places]
    # Written another way: a central difference is exact for a parabola.
    expected = [
        0.5 * curvature * ((x + 0.5 - m) ** 2 - (x - 0.5 - m) ** 2)
        for x, curvature, m in cases
    ]
    slopes = checks.each(slope, cases)
    for found in slopes:
        checks.number("the slope", found, thought="Is it a plain number?")
    checks.close(
        "the slopes",
        slopes,
        expected,
        thought="Does it hold left of the valley, and for any L and m?",
        rtol=1e-5,
        atol=2e-4,
    )
    # Numbers that even float32 computes without rounding: here the slope is exact.
    exact = [
        (2.5, 4.0, 0.25),
        (-3.0, 64.0, -2.75),
        (0.5, 1024.0, 0.5),
        (-8.0, 0.5, 8.0),
    ]
    checks.close(
        "the slopes",
        checks.each(slope, exact),
        [9.0, -16.0, 0.0, -8.0],
        thought="Is it the slope itself, rather than a number near it?",
        rtol=1e-8,
        atol=1e-8,
    )
    sizes = [(1e-6, 1e-3, 0.0), (-3e-5, 1e-4, 0.0), (2e6, 5e3, 0.0), (-1e5, 1e-5, 1e5)]
    sizes += [(2.0**20 + 0.5, 2.0, 2.0**20), (3e-7, 1e12, 0.0), (-3e7, 1e9, 1e7)]
    checks.close(
        "the slopes",
        checks.each(slope, sizes),
        [1e-9, -3e-9, 1e10, -2.0, 1.0, 3e5, -4e16],
        thought="Does it hold for very small numbers, and for very large ones?",
        rtol=1e-4,
        atol=0.0,
    )


# %% [markdown]
# ## Exercise 2: walk
#
# *Easy, about 15 minutes.* Now write the loop yourself: from `start`, make `n_steps` steps $x \leftarrow x - \eta f'(x)$ and return **all**
# positions, the start included. The slope comes in as a function, so that your loop works on any landscape. It makes all of its steps: also
# where nothing moves any more, and where the walk runs away.
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
        n_steps: Number of steps, from 0 to 500.

    Returns:
        The ``n_steps + 1`` positions in order, from ``start`` on: plain numbers,
        Python's or NumPy's.
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
    plain = "A list of plain numbers: `.tolist()` makes one of an array or a tensor."
    positions = checks.attempt(
        descend, lambda x: 2 * (x - 1), start=4.0, learning_rate=0.25, n_steps=3
    )
    for number in checks.instance("the positions", positions, list, thought=plain):
        checks.number("each position", number, thought=plain)
    checks.close(
        "the positions",
        positions,
        [4.0, 2.5, 1.75, 1.375],
        thought="From the start on, each step halves the error: 3, 1.5, 0.75, 0.375.",
    )
    positions = checks.attempt(
        descend, lambda x: x + 4, start=2.0, learning_rate=0.5, n_steps=2
    )
    checks.close(
        "the positions where the slope is x + 4",
        positions,
        [2.0, -1.0, -2.5],
        thought="The slope is what `derivative` says, on any landscape.",
    )
    positions = checks.attempt(
        descend, lambda x: 2 * x, start=4.0, learning_rate=0.25, n_steps=0
    )
    checks.close(
        "the positions after no step",
        positions,
        [4.0],
        thought="How often does your loop run?",
    )


# %% hidden="descend" points=2
def hidden_descend() -> None:
    def walk(
        derivative: Callable[[float], float], start: float, rate: float, n: int
    ) -> list[float]:
        positions = checks.attempt(
            descend, derivative, start=start, learning_rate=rate, n_steps=n
        )
        thought = "Is it a list of plain numbers?"
        for number in checks.instance("the result", positions, list, thought=thought):
            checks.number("each position", number, thought=thought)
        return positions

    rng = np.random.default_rng(22)
    for trial in range(24):
        curvature, m, start = (
            float(rng.uniform(0.2, 5.0)),
            float(rng.normal()),
            float(rng.normal(scale=4.0)),
        )
        rate = 0.0 if trial == 0 else float(rng.uniform(0.0, 2.4)) / curvature
        n = int(rng.integers(0, 20)) if trial else 3
        # Written another way: the closed form of the text.
        expected = m + (1.0 - rate * curvature) ** np.arange(n + 1) * (start - m)
        positions = walk(
            lambda x, slope=curvature, m=m: slope * (x - m), start, rate, n
        )
        checks.close(
            "the positions",
            positions,
            expected,
            thought=(
                "Is each step against the slope at the place where you are, and are "
                "all positions there, from the start on?"
            ),
            rtol=1e-5,
            atol=1e-5,
        )
    checks.close(
        "the positions",
        walk(lambda x: 4.0 * x, -1e-3, 0.2, 8),
        -1e-3 * 0.2 ** np.arange(9),
        thought="Does it work on a small scale, too?",
        rtol=1e-4,
        atol=1e-12,
    )
    expected = [2.0]
    for _ in range(500):
        expected.append(expected[-1] + 0.01 * math.sin(expected[-1]))
    checks.close(
        "the positions",
        walk(lambda x: -math.sin(x), 2.0, 0.01, 500),
        expected,
        thought="Does it work on a landscape that is no parabola, and on a long walk?",
        rtol=1e-5,
    )
    checks.close(
        "the positions",
        walk(lambda x: x, -3.0, 0.1, 0),
        [-3.0],
        thought="What is returned after no step at all?",
    )
    checks.close(
        "the positions",
        walk(lambda x: 3.0 * x, -3.0, 1.0, 120),
        -3.0 * (-2.0) ** np.arange(121),
        thought="Are all positions there when the walk runs away, too?",
        rtol=1e-5,
    )
    # Arrived at the lowest point at once, after one step, and where slopes vanish.
    rests: list[tuple[Callable[[float], float], float, float, list[float]]] = [
        (lambda x: 2.0 * (x + 1.5), -1.5, 0.25, [-1.5] * 8),
        (lambda x: 2.0 * (x + 1.5), 4.5, 0.5, [4.5] + [-1.5] * 7),
        (lambda x: max(x, 0.0), 0.5, 2.0, [0.5] + [-0.5] * 7),
    ]
    for derivative, start, rate, expected in rests:
        checks.close(
            "the positions",
            walk(derivative, start, rate, 7),
            expected,
            thought="Are all positions there when nothing moves any more, too?",
        )


# %% [markdown]
# ## Exercise 3: draw the path
#
# *Medium, about 15 minutes.* A list of numbers is not yet a picture. Draw the landscape and the walk on it, in one set of axes:
#
# - the **curve** of the function as a line of at least 100 points, from at least 1 to the left of the leftmost position to at least 1 to
#   the right of the rightmost one;
# - the **path** as a line through the points $(x_k, f(x_k))$, in the order of the steps, with a marker at each;
# - labels on both axes, which say what is drawn along them, and a legend that names curve and path, in words of your own that tell which
#   is which;
# - and nothing of the two is cut off by the limits of the axes (of a marker, a half may be).
#
# Return the `Figure`, a new one at each call. The function takes one number at a time (it may use `math`), so call it for each point. It
# is defined well beyond the positions.
# For `function = lambda x: x**2` and the positions `[2.0, -1.0]`, the path goes from $(2, 4)$ to $(-1, 1)$ and the curve reaches at
# least from $-2$ to $3$.
#
# <details><summary>Hint</summary>
#
# `plt.subplots()` makes a new figure with one set of axes. You need two calls of `axes.plot`: what are x and y in each of them?
# `np.linspace(a, b, 200)` gives 200 places from a to b. `plot` also takes a `marker` and a `label`, and a label is only seen in a legend.
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
        A figure with one set of axes that holds the curve and the path.
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
    def square(x: float) -> float:
        return x**2

    figure = checks.figure_of(
        path_figure,
        square,
        [2.0, -1.0, 0.5],
        n_axes=1,
        thought="Do you return the figure, with one set of axes?",
    )
    axes = checks.panels_of(figure)[0]
    x, heights = [2.0, -1.0, 0.5], [4.0, 1.0, 0.25]
    thought = "A line through the points (x, f(x)), in the order of the steps."
    path = checks.curve("the path", axes, x, heights, thought=thought)
    thought = "Can each step be seen? `plot` takes a marker."
    checks.scatter("a marker at each position", axes, x, heights, thought=thought)
    wide = [
        line
        for line in checks.curves(axes)
        if line.look.line
        and len(line.x) >= 100
        and min(line.x) <= -2
        and max(line.x) >= 3
    ]
    checks.true(
        "a line of at least 100 points from -2 to 3 or further",
        len(wide) > 0,
        thought="The curve reaches 1 further than the path, on both sides.",
    )
    checks.close(
        "the heights of the curve",
        wide[0].y,
        wide[0].x ** 2,
        thought="Does the curve show the function, at each of its points?",
    )
    thought = "Give the curve and the path a label each, then call axes.legend()."
    checks.own_names(
        axes,
        {"the curve": (wide[0], ["curve"]), "the path": (path, ["path"])},
        thought=thought,
    )


# %% hidden="path_figure" points=2
def hidden_path_figure() -> None:
    def look_at(
        figure: Figure, function: Callable[[float], float], walk: list[float]
    ) -> None:
        heights = [function(x) for x in walk]
        axes = checks.panels_of(figure)[0]
        path = checks.curve(
            "the path",
            axes,
            walk,
            heights,
            thought=(
                "Does a line lead from step to step, in their order, at the heights of "
                "the function?"
            ),
        )
        checks.scatter(
            "a marker at each position",
            axes,
            walk,
            heights,
            thought="Can each step be seen?",
        )
        checks.in_view(
            "the path and the curve",
            axes,
            x=[min(walk) - 1 + 1e-6, max(walk) + 1 - 1e-6],
            y=[*heights, function(min(walk) - 1), function(max(walk) + 1)],
            thought="Do the limits of the axes cut something off?",
        )
        checks.labels(
            axes,
            x=("position",),
            y=("height", "f(x)", "f at", "value at", "function at", "loss at"),
            not_x=("step", "iteration", "epoch", "time", "slope", "learning rate"),
            not_y=("step", "iteration", "epoch", "time", "slope", "gradient"),
            thought="Which label belongs to which axis, and does it say what is there?",
        )
        curves = [
            line
            for line in checks.curves(axes)
            if line.look.line
            and len(line.x) >= 100
            and min(line.x) <= min(walk) - 1 + 1e-6
            and max(line.x) >= max(walk) + 1 - 1e-6
        ]
        thought = (
            "Does the curve show this function, from left to right, and reach one "
            "further than the path on both sides?"
        )
        checks.true("the curve", len(curves) > 0, thought=thought)
        steps = np.diff(curves[0].x)
        checks.true(
            "the curve", np.all(steps >= 0) or np.all(steps <= 0), thought=thought
        )
        checks.close(
            "the curve",
            curves[0].y,
            [function(float(x)) for x in curves[0].x],
            thought=thought,
            rtol=1e-5,
            atol=1e-6,
        )
        thought = "Does the legend name the curve and the path, each by its own name?"
        of_curve = ["curve", "function", "landscape"]
        of_path = ["path", "walk", "step", "descent", "optimi", "position", "point"]
        of_path += ["iterat", "visit", "trajectory", "route", "x_k", "sgd"]
        checks.own_names(
            axes,
            {"the curve": (curves[0], of_curve), "the path": (path, of_path)},
            thought=thought,
        )

    cases: list[tuple[Callable[[float], float], list[float]]] = [
        (lambda x: (x - 1.0) ** 2, [4.0, 2.5, 1.75, 1.375]),
        (lambda x: math.cos(x), [0.5, 1.5, 2.8, 3.1]),
        (lambda x: 0.5 * x * x + 3.0, [-16.0, 5.0, -4.0, 13.0, -2.0]),
        (lambda x: abs(x), [-40.5]),
        (lambda x: x * x, [3.0, 3.0, 3.0]),
        (lambda x: math.sqrt(x), [200.0 + 0.5 * (-1) ** k * k for k in range(260)]),
        (lambda x: -1e4 * x, [2000.25, 2000.5, 1999.75]),
    ]
    for number, (function, walk) in enumerate(cases):
        thought = "One figure with one set of axes, both labelled?"
        with checks.unchanged(positions=walk):
            if number == 1:
                figure = checks.figure(
                    checks.attempt(path_figure, function, tuple(walk)),
                    n_axes=1,
                    thought=thought,
                )
            elif number == 0:
                figure = checks.figure_of(
                    path_figure, function, walk, n_axes=1, thought=thought
                )
            else:
                figure = checks.figure(
                    checks.attempt(path_figure, function, walk),
                    n_axes=1,
                    thought=thought,
                )
        look_at(figure, function, walk)


# %% [markdown]
# Here are three walks from the table above, made by your own functions. (They appear when Exercises 1 to 3 are done.)


# %% tags=["demo"] alt="Three figures, each a parabola with a walk of twelve steps on it. At a learning rate of 0.1 the steps creep down one wall, at 0.45 two steps reach the bottom, at 0.95 the walk crosses the valley at each step and sinks slowly."
def show_walk(learning_rate: float) -> None:
    """Draw twelve steps on the parabola with L = 2 and m = 1."""
    positions = descend(lambda x: slope(x, 2.0, 1.0), 4.0, learning_rate, 12)
    figure = path_figure(lambda x: (x - 1.0) ** 2, positions)
    figure.axes[0].set_title(
        f"learning rate {learning_rate}: factor {1 - 2 * learning_rate:+.1f}"
    )


with checks.demonstration():
    show_walk(0.1)
    show_walk(0.45)
    show_walk(0.95)
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
# tensor with one row for each position, the start included, of the dtype and on the device of `start`. It must work on every device,
# including `meta`, where a tensor has a shape and a dtype but no numbers (Part 1.1).
#
# From $(2, -4)$ with a learning rate of 0.25, two steps give the rows $(2, -4)$, $(1, -2)$, $(0.5, -1)$.
#
# <details><summary>Hint</summary>
#
# `torch.stack` turns a list of vectors into a table. If all rows of your table are alike: `x -= ...` changes the very tensor that is
# already in your list; `x = x - ...` makes a new one. On `meta`, where there are no numbers, `.tolist()` and `.numpy()` fail.
#
# </details>


# %% exercise="descend_vector" task=3
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    """Run gradient descent on the squared norm of a vector.

    Args:
        start: First position, shape ``[n_dims]``, of a floating dtype, on any device;
            it is not changed.
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
    start = torch.tensor([2.0, -4.0], device=device)
    with checks.unchanged(start=start):
        path = checks.attempt(descend_vector, start, learning_rate=0.25, n_steps=2)
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
    path = checks.attempt(
        descend_vector,
        torch.zeros(3, dtype=torch.float64, device="meta"),
        learning_rate=0.25,
        n_steps=1,
    )
    path = checks.tensor(
        "the path of a start on meta",
        path,
        shape=(2, 3),
        dtype=torch.float64,
        thought="Are length and dtype those of the start?",
    )
    checks.equal(
        "where the path of a start on meta is",
        path.device.type,
        "meta",
        thought="Is the path on the device of the start?",
    )


# %% hidden="descend_vector" points=2
def hidden_descend_vector() -> None:
    def walk(start: torch.Tensor, rate: float, n: int) -> torch.Tensor:
        with checks.unchanged(start=start):
            path = checks.attempt(descend_vector, start, learning_rate=rate, n_steps=n)
        path = checks.tensor(
            "the path",
            path,
            shape=(n + 1, len(start)),
            dtype=start.dtype,
            thought=(
                "Is there one row for each position, in the dtype of the start, after "
                "no step too?"
            ),
        )
        checks.equal(
            "where the path is",
            path.device.type,
            start.device.type,
            thought="Is the path on the device of the start?",
        )
        return path

    generator = torch.Generator().manual_seed(24)
    settings = [(0, 0.3), (1, 0.5), (6, 0.1), (9, 0.7), (5, 1.0), (7, 1.2), (3, 0.0)]
    settings += [(120, 0.01), (6, 0.5), (40, 1.5)]  # creeps, arrives, runs away
    for n_dims in (1, 2, 5, 64):
        for n, rate in settings:
            for place, dtype, rtol in (
                ("cpu", torch.float64, 1e-9),
                (device.type, torch.float32, 1e-5),
            ):
                drawn = torch.randn(2 * n_dims, generator=generator)
                start = drawn.to(place, dtype)[::2]
                expected = np.outer(
                    (1.0 - 2.0 * rate) ** np.arange(n + 1), start.cpu().double().numpy()
                )
                checks.close(
                    "the path",
                    walk(start, rate, n),
                    expected,
                    thought=(
                        "Does each row follow from the one before it, with the "
                        "gradient there, and for large learning rates too?"
                    ),
                    rtol=rtol,
                    atol=1e-6 if dtype == torch.float32 else 1e-12,
                )
    checks.close(
        "the path",
        walk(torch.zeros(3), 0.25, 4),
        np.zeros((5, 3)),
        thought="What does a walk look like that begins at the lowest point?",
    )
    for scale, rate, n in ((1.0, 0.001, 1025), (1e-9, 0.3, 20), (1e9, 0.3, 60)):
        start = scale * torch.tensor([3.0, -1.0], dtype=torch.float64)
        checks.close(
            "the path",
            walk(start, rate, n),
            np.outer((1.0 - 2.0 * rate) ** np.arange(n + 1), start.numpy()),
            thought="Are all rows there and right on long walks, and on any scale?",
            rtol=1e-8,
            atol=0.0,
        )
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        walk(torch.ones(3, dtype=dtype, device="meta"), 0.25, 4)
        path = walk(torch.tensor([8.0, -4.0], dtype=dtype), 0.25, 2)
        checks.close(
            "the path",
            path,
            [[8.0, -4.0], [4.0, -2.0], [2.0, -1.0]],
            thought="Does it hold for every floating dtype?",
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(descend_vector, torch.tensor([3.0, -1.0]), 0.25, 2),
        thought="Is it a new tensor at each call, which shares no memory with another?",
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
# $-1$ and $1$, and the steepest direction is the first to break the rule. Gradient descent comes home from every start exactly when
#
# $$0 < \eta < \frac{2}{L}, \qquad L = \lambda_{\max}(A).$$
#
# The *flattest* direction pays for it: it must make do with the learning rate that the steepest one allows. Their ratio
# $\lambda_{\max} / \lambda_{\min}$ is called the condition number, and where it is large, gradient descent is slow. Here it is ten.

# %% tags=["demo"] alt="Three contour maps of a narrow slanted valley with a walk of 25 steps. At a learning rate of 0.02 the walk creeps along the floor and stops half way, at 0.17 it zigzags to the lowest point, at 0.205 its zigzags across the valley grow."
turn = math.radians(30)
directions = np.array(
    [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
)  # columns: flat, steep
curvatures = np.array([1.0, 10.0])
narrow_hessian = directions @ np.diag(curvatures) @ directions.T
hessian_tensor = torch.from_numpy(narrow_hessian)


def narrow_valley(x: torch.Tensor) -> torch.Tensor:
    """Return the height of the valley at ``x``, shape ``[2]``, float64."""
    return 0.5 * x @ hessian_tensor @ x


def valley_figure(
    rates: Sequence[float], start: Sequence[float], n_steps: int
) -> Figure:
    """Draw the walk through the narrow valley, one panel for each learning rate."""
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
            colour_bar=axes is panels[-1],  # one for all: their heights are the same
        )
        walked = sgd_path(narrow_valley, start, rate, n_steps)
        plots.path(axes, walked, label=f"{n_steps} steps")
        axes.set(
            xlabel="$x_1$",
            ylabel="$x_2$",
            title=f"learning rate {rate}",
            xlim=(-3.5, 5),
            ylim=(-4, 4.5),
        )
        axes.label_outer()
        axes.legend(loc="upper left")
    return figure


def show_directions(learning_rate: float) -> None:
    """Print the error along the flat and the steep direction after 25 steps."""
    walked = sgd_path(narrow_valley, (4.0, 1.0), learning_rate, 25)
    along = walked @ directions  # [n_steps + 1, 2]: coordinates flat, steep
    factors = 1 - learning_rate * curvatures
    assert np.allclose(along, along[0] * factors ** np.arange(26)[:, None], atol=1e-9)
    print(
        f"learning rate {learning_rate:5}: "
        f"flat: factor {factors[0]:+.3f}, error {along[-1, 0]:+.4f}; "
        f"steep: factor {factors[1]:+.3f}, error {along[-1, 1]:+.4f}"
    )


valley_rates = (0.02, 0.17, 0.205)
valley_figure(valley_rates, (4.0, 1.0), 25)
plt.show()
for valley_rate in valley_rates:
    show_directions(valley_rate)

# %% [markdown]
# The bound is $2 / 10 = 0.2$. At 0.02 the steep direction is soon done and the walker then creeps along the flat one. At 0.17 it zigzags
# across the valley, and comes home. At 0.205 the flat direction is doing fine, as its factor says, and the steep one throws the walker
# out. The cell asserts that along each of the two directions the error is multiplied, at each step, by its own factor.

# %% [markdown]
# ## Exercise 5: name what happens
#
# *Medium, about 15 minutes.* Turn the table of the mathematics section into a function. For a learning rate $\eta$ and a curvature $L$ it
# returns `"still"`, `"converges"`, `"oscillates"`, `"bounces"` or `"diverges"`. A negative learning rate would climb, and a curvature
# that is not above 0 makes no valley: refuse each of them with a `ValueError`, in words of your own.
#
# `classify_rate(0.25, 2.0)` is `"converges"`, for the factor is $+0.5$. The boundaries count: only $\eta = 0$ is still, $\eta = 1/L$
# converges, $\eta = 2/L$ bounces. (Where computers round, a boundary is hard to meet. So the tests try products $\eta L$ of exactly 0, 1 and
# 2 where nothing is rounded, with $L = 2$ or $L = 0.5$ for example. All other positive products that they use are at least 0.0001 away from
# 0, 1 and 2.)
#
# <details><summary>Hint</summary>
#
# Compute the factor first. Then go through the table from its top; whatever reaches the last row needs no condition any more.
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
    if learning_rate == 0:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"
    # END SOLUTION


# %% test="classify_rate" points=1
def test_classify_rate() -> None:
    for rate, expected in (
        (0.25, "converges"),
        (0.75, "oscillates"),
        (1.5, "diverges"),
        (0.0, "still"),
        (0.5, "converges"),
        (1.0, "bounces"),
    ):
        checks.equal(
            f"the word for learning rate {rate} and L = 2",
            checks.attempt(classify_rate, rate, 2.0),
            expected,
            thought=f"The factor is {1 - 2 * rate:+.1f}: which row of the table is it?",
        )
    checks.equal(
        "the word for learning rate 0.25 and L = 6",
        checks.attempt(classify_rate, 0.25, 6.0),
        "oscillates",
        thought="The factor is -0.5: does L come from the argument?",
    )
    for rate, curvature in ((-0.1, 2.0), (0.1, 0.0)):
        checks.raises(
            ValueError,
            lambda rate=rate, curvature=curvature: classify_rate(rate, curvature),
            thought="Is a negative learning rate refused, and a curvature of 0?",
        )


# %% hidden="classify_rate" points=2
def hidden_classify_rate() -> None:
    rng = np.random.default_rng(25)
    # No product closer to a boundary than the statement says.
    pairs = [
        ((rng.uniform(0.05, 0.95) + int(rng.integers(0, 4))) / curvature, curvature)
        for curvature in (1e-9, 0.01, 0.1, 0.5, 1.0, 3.0, 7.0, 400.0, 1e9)
        for _ in range(20)
    ]
    pairs += [
        (edge / curvature, curvature)
        for curvature in (0.125, 0.5, 1.0, 2.0, 64.0)
        for centre in (0.0, 0.5, 1.0, 1.5, 2.0, 50.0, 1e6)
        for edge in (centre, centre + 0.0001, abs(centre - 0.0001))
    ]

    def word_of(rate: float, curvature: float) -> str:
        r = 1 - Fraction(rate) * Fraction(curvature)  # exact
        if abs(r) == 1:
            return "still" if r == 1 else "bounces"
        if abs(r) > 1:
            return "diverges"
        return "oscillates" if r < 0 else "converges"

    checks.equal(
        "the words",
        checks.each(classify_rate, pairs),
        [word_of(*pair) for pair in pairs],
        thought=(
            "Does it hold for every curvature, on the boundaries (eta = 0, 1/L, 2/L) "
            "and close to them?"
        ),
    )
    for rate, curvature in (
        (-1e-9, 1.0),
        (-1e-15, 1e-3),
        (0.5, -1e-15),
        (-2.0, 1.0),
        (0.1, 0.0),
        (0.1, -1.0),
        (0.0, -3.0),
        (0.0, 0.0),
        (-1.0, -1.0),
    ):
        checks.raises(
            ValueError,
            lambda rate=rate, curvature=curvature: classify_rate(rate, curvature),
            thought="Are a negative rate, and a curvature of 0 or below, refused?",
        )


# %% [markdown]
# ## Exercise 6: the bound, by experiment
#
# *Medium, about 20 minutes.* Suppose that you do not know $L$; of a network, nobody does. But you can *try* a learning rate and see whether
# it comes home. Find the edge with few experiments: each costs a training run.
#
# You get a function `converges(rate)` that does the experiment, and two rates: at `low` it converges, at the larger `high` it does not, with
# one edge between them. Halve the interval again and again, always keeping the half with the edge in it (this is called **bisection**),
# until you know the edge to within `tolerance`. Try no rate outside the interval.
#
# Nobody promises you that the two ends are right, so each needs an experiment as well: raise a `ValueError`, in words of your own, if
# gradient descent does not converge at `low`, or if it does converge at `high`. Do so even where the interval is narrower than the tolerance.
#
# Bisection needs two experiments for the ends, and one for each halving until the interval is no wider than `tolerance` (none, where it is
# so from the start). You may use four times as many in all. Each call of `converges` is an experiment, with a rate that was tried before,
# too. When you stop is up to you, as long as the answer is within `tolerance` of the edge.
#
# With the edge at 1.0, `low=0.5` and `high=4.5`, the middle 2.5 does not converge, so the edge is in $[0.5, 2.5]$; then 1.5 is tried, and
# so on. Ten halvings narrow the interval down a thousandfold.
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
        low: A rate, above 0, that is meant to converge.
        high: A larger rate that is meant not to.
        tolerance: How far the answer may be from the edge: at least a billionth of
            ``high``, so that neighbouring floats lie much closer than this.

    Returns:
        A rate within ``tolerance`` of the edge, a plain number.

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
    def comes_home(rate: float) -> bool:
        return rate < 1.0

    bound = checks.attempt(find_bound, comes_home, low=0.25, high=4.0, tolerance=0.001)
    checks.close(
        "an edge at 1.0",
        checks.number("an edge at 1.0", bound, thought="Return a plain number."),
        1.0,
        thought="Which half of the interval holds the edge?",
        rtol=0,
        atol=0.001,
    )
    for low, high, thought in (
        (2.0, 4.0, "What if `low` does not converge?"),
        (0.25, 0.75, "What if `high` converges?"),
        (1.25, 1.5, "What if `low` does not converge, in a narrow interval?"),
    ):
        checks.raises(
            ValueError,
            lambda low=low, high=high: find_bound(comes_home, low, high, 0.5),
            thought=thought,
        )


# %% hidden="find_bound" points=2
def hidden_find_bound() -> None:
    def search(low: float, edge: float, high: float, tolerance: float) -> None:
        halvings = math.ceil(max(0.0, math.log2((high - low) / tolerance) + 1e-6))
        tried: list[float] = []

        def experiment(rate: float) -> bool:
            tried.append(rate)
            checks.true(
                "few experiments",
                len(tried) <= 4 * (2 + halvings),
                thought=(
                    "Do you halve the interval with each experiment, rather than try "
                    "one rate after the other?"
                ),
            )
            checks.true(
                "rates in the interval",
                low <= rate <= high,
                thought="Is each rate that you try between `low` and `high`?",
            )
            return rate < edge

        bound = checks.attempt(
            find_bound, experiment, low=low, high=high, tolerance=tolerance
        )
        checks.close(
            "the bound",
            checks.number("the bound", bound, thought="Is it a plain number?"),
            edge,
            thought="Is the answer as close to the edge as the tolerance asks for?",
            rtol=0,
            atol=tolerance * (1 + 1e-6),
        )

    rng = np.random.default_rng(26)
    for tolerance in (10.0 ** -np.linspace(1, 7, 12)).tolist():
        low, below, above = rng.uniform(0.05, 30.0, size=3).tolist()
        search(low, low + below, low + below + above, tolerance)
    search(1.0, 1.0 + 1e-9, 5.0, 0.01)  # the edge at the lower end
    search(1.0, 5.0, 5.0, 0.01)  # and at the upper one
    search(0.5, 0.6, 0.7, 3.0)  # a tolerance wider than the interval
    search(1.0, 1.2, 1.5, 0.5)  # and one as wide
    for scale in (1e-9, 1.0, 1e9):  # the finest tolerance that is promised
        search(0.25 * scale, 0.6180339887 * scale, 4.0 * scale, 4.1e-9 * scale)
    for edge in (0.8, 3.3, 2.5):  # one interval, several edges
        search(0.5, edge, 4.5, 0.01)

    def below_one(rate: float) -> bool:
        return rate < 1.0

    def above_one(rate: float) -> bool:
        return rate > 1.0

    for converges, low, high, tolerance in (
        (below_one, 1.5, 3.0, 0.01),
        (below_one, 1.5, 3.0, 5.0),
        (below_one, 1.01, 1.02, 0.1),
        (below_one, 0.1, 0.5, 0.01),
        (below_one, 0.2, 0.9, 0.01),
        (below_one, 0.2, 0.9, 5.0),
        (below_one, 2.0, 0.5, 0.01),  # the ends exchanged
        (above_one, 0.5, 2.0, 0.01),  # both ends wrong
    ):
        checks.raises(
            ValueError,
            lambda f=converges, low=low, high=high, t=tolerance: find_bound(
                f, low, high, t
            ),
            thought=(
                "Are both ends tried: is it refused when `low` does not converge, and "
                "when `high` does, in any interval?"
            ),
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
    """Return the learning rate from which on gradient descent no longer comes home.

    Args:
        hessian: Symmetric, all eigenvalues above 0; shape ``[n_dims, n_dims]``,
            float32 or float64, on the CPU; it requires no gradient.

    Returns:
        Two over the largest eigenvalue, a plain number.
    """
    # BEGIN SOLUTION
    return 2.0 / float(torch.linalg.eigvalsh(hessian).max())
    # END SOLUTION


# %% test="rate_bound" points=1
def test_rate_bound() -> None:
    for rows in ([[5.0, 3.0], [3.0, 5.0]], [[5.0, -3.0], [-3.0, 5.0]]):
        bound = checks.attempt(rate_bound, torch.tensor(rows))
        plain = "A plain number: `.item()` makes one of a tensor."
        checks.close(
            f"the bound for {rows}",
            checks.number("the bound", bound, thought=plain),
            0.25,
            thought="The curvatures are 8 and 2: which one sets the limit?",
        )


# %% hidden="rate_bound" points=2
def hidden_rate_bound() -> None:
    def compare(matrix: torch.Tensor, largest: float, rtol: float) -> None:
        with checks.unchanged(hessian=matrix):
            bound = checks.attempt(rate_bound, matrix)
        checks.close(
            "the bound",
            checks.number("the bound", bound, thought="Is it a plain number?"),
            2.0 / largest,
            thought="Is it the largest eigenvalue that counts, whatever its direction?",
            rtol=rtol,
            atol=0.0,
        )

    rng = np.random.default_rng(27)
    for n_dims in (1, 2, 3, 6, 20):
        for scale in (1.0, 1e-6, 1e4, 1e-12, 1e12):
            rotation = np.linalg.qr(rng.normal(size=(n_dims, n_dims)))[0]
            eigenvalues = scale * rng.uniform(0.1, 8.0, size=n_dims)
            eigenvalues[: min(2, n_dims)] = scale * np.array([9.5, 10.0])[-n_dims:]
            matrix = torch.from_numpy(rotation @ np.diag(eigenvalues) @ rotation.T)
            matrix = (matrix + matrix.T) / 2
            compare(matrix, 10.0 * scale, rtol=2e-6)
            compare(matrix.float(), 10.0 * scale, rtol=1e-5)
    for diagonal in (
        *([4.0, 0.5, 2.0], [0.5, 2.0, 4.0], [0.5, 4.0, 2.0]),
        *([4.0, 4.0, 4.0], [4.0, 1e-4, 1e-4], [0.5, 4.0, 4.0, 0.5]),
    ):
        compare(torch.diag(torch.tensor(diagonal)), 4.0, rtol=1e-5)
    # The steepest direction at a right angle to (1, ..., 1), and to each axis but two.
    compare(torch.tensor([[5.0, -3.0], [-3.0, 5.0]]), 8.0, rtol=1e-5)
    compare(
        torch.tensor([[1.0, 0.0, 0.0], [0.0, 4.0, -2.0], [0.0, -2.0, 4.0]]), 6.0, 1e-5
    )


# %% [markdown]
# Do experiment and calculation agree on the narrow valley from before? (This cell needs Exercises 6 and 7.)


# %% tags=["demo"]
def comes_home(rate: float) -> bool:
    """Try a learning rate: is the walker nearer to the valley after 400 steps?"""
    positions = sgd_path(narrow_valley, (4.0, 1.0), rate, 400)
    return bool(np.abs(positions[-1]).max() < np.abs(positions[0]).max())


with checks.demonstration():
    measured_bound = find_bound(comes_home, 0.001, 0.5, 1e-4)
    computed_bound = rate_bound(hessian_tensor)
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
# Nobody uses $\alpha = 1.9$, and the reason is **noise**. Say that rewards scatter around their mean $\mu$ with variance $\sigma^2$,
# independently of each other. Then the error $V - \mu$ is multiplied by $1 - \alpha$, as before, and $\alpha (R - \mu)$ is added to it. Once the variance
# $v$ of the estimate has settled, a step no longer changes it:
#
# $$v = (1 - \alpha)^2\, v + \alpha^2 \sigma^2 \quad\Longrightarrow\quad v = \frac{\alpha}{2 - \alpha}\, \sigma^2 .$$
#
# There is our bound again, as the place where the denominator vanishes. Let 4000 agents estimate the same value side by side, and compare.


# %% tags=["demo"] alt="Variance of the estimate against the step size, on a logarithmic scale. Seven measured points lie on the curve of the formula, which rises from 0.01 through 1 at a step size of 1 and shoots up towards the bound at 2."
def settled_variance(
    step_size: float, n_agents: int, n_steps: int, generator: torch.Generator
) -> float:
    """Let many agents estimate a value, each from rewards of mean 1 and variance 1.

    Args:
        step_size: The step size alpha.
        n_agents: Number of agents, all of which begin at 0.
        n_steps: Number of rewards for each agent.
        generator: Draws the rewards.

    Returns:
        The variance of the estimates over the agents.
    """
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


def noise_figure(step_sizes: Sequence[float], variances: Sequence[float]) -> Figure:
    """Draw the variance of the estimates against the step size, with the formula."""
    figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
    fine = np.linspace(0.02, 1.9, 200)
    axes.semilogy(fine, fine / (2 - fine), label=r"formula: $\alpha / (2 - \alpha)$")
    axes.semilogy(
        step_sizes, variances, "o", linestyle="none", label="4000 agents, measured"
    )
    axes.axhline(1.0, color="grey", linewidth=1, label="variance of a single reward")
    axes.axvline(2.0, color="black", linestyle="--", label="the bound, 2 / L = 2")
    axes.set(xlabel=r"step size $\alpha$", ylabel="variance of the estimate")
    axes.legend()
    return figure


def show_variance(step_size: float, variance: float) -> None:
    """Print a measured variance beside the formula's."""
    formula = step_size / (2 - step_size)
    print(f"step size {step_size:4}: variance {variance:.3f}, formula {formula:.3f}")
    assert abs(variance - formula) < 0.12 * formula


noise_figure(step_sizes, variances)
plt.show()
for pair in zip(step_sizes, variances, strict=True):
    show_variance(*pair)

# %% [markdown]
# What to see: at $\alpha = 1$ the estimate is simply the last reward, as noisy as a single reward is. Above 1 it is *worse* than that. A
# small step size averages over many rewards, and is calm but slow: each reward multiplies its error by $1 - \alpha$, which is close to 1.
# Calm or fast: this trade-off is waiting in every algorithm of the course.
#
# Two honest remarks. In the next modules the target of the estimate will itself hold an estimate (the method is then called temporal
# difference learning, TD), so that the valley moves while we walk; Part 8.3 shows what can go wrong with that. And when $V$ is a sum of
# weights times features, $V = w^\top \phi$, the curvature in the direction of $\phi$ is $\lVert \phi \rVert^2$: with large features, even a
# step size of 0.1 may be beyond the bound. That is why we scale observations.

# %% [markdown]
# ## And if the valley is no parabola?
#
# Then let $L$ be the largest curvature *anywhere*: $f''(x) \le L$ for all $x$. Integrate this twice, and you know how high a step of length
# $h$ can lead at most (it is called the descent lemma; Nesterov, section 1.2):
#
# $$f(x + h) \le f(x) + f'(x)\, h + \tfrac{L}{2} h^2 .$$
#
# Gradient descent takes the step $h = -\eta f'(x)$. Put it in:
#
# $$f(x_{k+1}) \le f(x_k) - \eta \Bigl(1 - \frac{\eta L}{2}\Bigr) f'(x_k)^2 .$$
#
# For $0 < \eta < 2/L$ the bracket is above 0, so every step goes down as long as there is a slope. It is the same bound, for every smooth
# valley. Beyond it nothing is promised, and everything depends on the landscape. Take $f(x) = \sqrt{1 + x^2}$, with
# $f''(x) = (1 + x^2)^{-3/2}$: a curvature of $L = 1$ at the bottom, and ever less further out.


# %% tags=["demo"] alt="Position against the step for three learning rates on the rounded valley. At 0.5 the walk glides to 0, at 1.9 it zigzags to 0, at 2.5 it jumps between 0.75 and -0.75 for ever."
def rounded_figure(rates: Sequence[float]) -> Figure:
    """Draw sixty steps on the rounded valley, and hold them against the lemma."""
    figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
    for rate in rates:
        x = sgd_path(lambda x: torch.sqrt(1 + x**2), 3.0, rate, 60)
        label = f"learning rate {rate}: ends at {x[-2]:+.3f}, {x[-1]:+.3f}"
        axes.plot(x, marker=".", label=label)
        rises = np.diff(np.sqrt(1 + x**2))
        if rate < 2:
            slopes = (x / np.sqrt(1 + x**2))[:-1]
            assert np.all(rises <= -rate * (1 - rate / 2) * slopes**2 + 1e-12)
            assert abs(x[-1]) < 0.05
        else:
            assert np.allclose(np.abs(x[-10:]), math.sqrt(rate**2 / 4 - 1), atol=1e-3)
            assert x[-1] * x[-2] < 0 and rises.max() > 0.01
    axes.set(xlabel="step $k$", ylabel="position $x_k$", xlim=(-0.5, 25))
    axes.legend(loc="upper right")
    return figure


rounded_figure((0.5, 1.9, 2.5))
plt.show()

# %% [markdown]
# Below the bound every step goes down, by at least what the lemma says (the cell asserts it), and the walker comes home. Above it, at 2.5,
# it does not run away either: far out the walls are too flat to throw it further. It ends up bouncing between $-0.75$ and $+0.75$, where the step across the valley is exactly as long as
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
# **Where it leads**: Part 2.2 opens the black box that computed slopes for us, and Part 2.3 looks at the landscapes themselves, the loss functions.
#
# **Further reading**: Goh, *Why Momentum Really Works* (Distill, 2017), for pictures of eigenvalues at work; Cohen and others, *Gradient
# Descent on Neural Networks Typically Occurs at the Edge of Stability* (2021), where trained networks are found to live right at $2/L$.
