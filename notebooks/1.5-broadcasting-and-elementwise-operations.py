# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.5: Broadcasting and elementwise operations"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# An agent learns the values of five states. The loss goes down, the curve looks fine, nothing complains. At the end, all five states are worth
# the same: 0.714, though their true values reach from 0.656 to 1. The reason is a single axis. One tensor had the shape `[5]`, another one
# `[5, 1]`, and PyTorch stretched both to `[5, 5]` without a word.
#
# Stretching is called **broadcasting**. It is the most useful feature of PyTorch, because it replaces loops, and it hides the most
# expensive bugs, because it never asks. So the question of this part is: *which shapes fit together, what comes out, and how do you notice when
# it is not what you meant?*
#
# **After this part you can**
#
# - predict the shape of any expression, using a nine-line rule;
# - let a row act on every row, however many axes lie above it, and a column on whatever lies behind it;
# - find the bug of the first paragraph, prove where it leads, and fix it;
# - replace three loops by one line, and measure honestly what that saves.
#
# **You need** Parts 1.1 to 1.4.
#
# **Time** about 30 minutes to read, 45 to work.
#
# **Sources** The pages "Broadcasting semantics" of PyTorch's documentation and "Broadcasting" of NumPy's user guide; Harris and others, *Array
# programming with NumPy* (2020); Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 5.5 for importance
# ratios, 6.1 for TD errors, 13.4 for baselines; PyTorch's pull request 18349 (2019), by which the loss functions began to warn; the page
# "timeit" of Python's documentation.

# %%
import itertools
import math
import re
import time
import warnings
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from rlcourse import checks
from rlcourse.figures import plots

plots.use_style()
COLOURS = plots.colours_of(["fixed", "broken"])

# %% [markdown]
# ## The mathematics
#
# An operation works **elementwise** if each entry of its result comes from the entries at the same place: `+`, `-`, `*`, `/`, `**`, `==`, `<`
# and many more. For tensors of one shape there is nothing to say. For two shapes $p = (p_1, \dots, p_k)$ and $q = (q_1, \dots, q_l)$ there is
# a rule:
#
# 1. Write the shapes under each other, aligned **at the right**. Where an axis is missing, put a 1.
# 2. On each axis, an axis of length 1 is **stretched** to the other's length. If neither length is 1, they must be equal.
#
# If that works, the shapes *fit*. What lies at place $(i_1, \dots, i_k)$ of the result? The entries of both at that place; on a
# stretched axis, the only index, 0, is used instead of $i$. For a matrix $G$ of shape $(n, m)$, a row $b$ of shape $(m)$ and a column
# $\rho$ of shape $(n, 1)$:
#
# $$(G - b)_{et} = G_{et} - b_t, \qquad (\rho \odot G)_{et} = \rho_e\, G_{et}, \qquad (b - \rho)_{et} = b_t - \rho_e .$$
#
# In the third, *both* are stretched. Nothing in the rule says that one of the two must have the shape of the result.
#
# ```text
# Shape of the result of an elementwise operation on shapes p and q
# 1  while p is shorter than q: put a 1 in front of p
# 2  while q is shorter than p: put a 1 in front of q
# 3  result ← ()
# 4  for i = 1, ..., number of axes:
# 5      if p[i] = 1:         append q[i] to result
# 6      else if q[i] = 1:    append p[i] to result
# 7      else if p[i] = q[i]: append p[i] to result
# 8      else:                error, the shapes do not fit
# 9  return result
# ```
#
# Often you read "the larger of the two lengths". That is almost right: an axis of length 1 also shrinks, to length 0, when it meets a 0.
#
# **Lemma 1.** The order of $p$ and $q$ does not matter. Nor does the order in which three or more shapes are combined.
#
# *Proof.* Axes do not influence each other. So take one axis, and all the lengths that come together on it. Strike out the ones. If nothing
# is left, the result is 1. If all that is left is equal, it is the result. Otherwise two different lengths other than 1 are there; neither can
# disappear, for a length other than 1 either stays or is an error; so they meet sooner or later, and are an error. None of this depends on the
# order. $\blacksquare$
#
# **The bug.** The TD error of step $i$ is $\delta_i = y_i - v_i$, with a value $v_i = V(S_i)$ and a **target**
#
# $$y_i = R_i + \gamma\, (1 - d_i)\, V(S'_i) ,$$
#
# where $\gamma$ is the discount and $d_i$ is 1 if the world ended there (terminated) and else 0. A loss is the mean of the squares
# $\delta_i^2$. Now let the targets have the shape $(n)$ and the values $(n, 1)$, as networks return them. By the rule, the difference is an
# $n$ by $n$ table: *each target minus each value*, $E_{ij} = y_j - v_i$. A mean swallows it. What does the agent learn?
#
# **Lemma 2.** Let $\bar y = \frac1n \sum_j y_j$. Then
#
# $$\frac1{n^2} \sum_{i, j} (y_j - v_i)^2 = \frac1n \sum_i (v_i - \bar y)^2 + \frac1n \sum_j (y_j - \bar y)^2 .$$
#
# For given targets, it is smallest where **every** $v_i$ is $\bar y$. The smallest value is 0 only if all targets are equal.
#
# *Proof.* Write $y_j - v_i = (y_j - \bar y) - (v_i - \bar y)$ and square: $(y_j - \bar y)^2 - 2\, (y_j - \bar y)(v_i - \bar y) +
# (v_i - \bar y)^2$. In the mean over all $i$ and $j$, the term in the middle is gone, as $\sum_j (y_j - \bar y) = 0$. Of the two that are left,
# the values appear in one only, which is 0 where all $v_i = \bar y$ and positive elsewhere. $\blacksquare$
#
# So the bug does not make learning noisy or slow. It teaches something else: that all states are worth the same. (Step by step: with the targets
# held fixed, the slope of the left side in $v_i$ is $-\frac2n$ times the mean of row $i$ of $E$. So a step downhill moves each value by a multiple
# of the mean of its row.)
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $p$, $q$ | shapes | `p`, `q` | | tuples of `int` |
# | $G$ | returns: row = episode, column = step | `returns` | `[..., n_steps]` | float |
# | $b$ | baseline, a number for each step | `baseline` | `[n_steps]` | that of `returns` |
# | $\rho$ | importance ratios, a number for each episode | `ratios` | `[n_episodes]` | that of `rewards` |
# | $R$, $d$ | rewards, and whether the world ended | `rewards`, `terminated` | `[n]`; of many episodes `[n_episodes, ...]` | float, `bool` |
# | $V(S)$ | values, as a network returns them | `values` | `[n, 1]` | float |
# | $V(S')$ | values of the next states, axis taken away | `next_values` | `[n]` | float |
# | $\delta$ | TD errors | result of `td_errors` | `[n]` | that of `values` |
# | $\gamma$ | one discount, or several | `gamma`, `gammas` | `()`, `[n_gammas]` | `float`, float |
#
# **Predict, then run.** Take a pencil and the nine lines. Which of these fit, and what are the shapes?
#
# ```text
# A: (3, 4) + (4)        C: (3, 4) + (3, 1)      E: (4) + (4, 1)            G: (3, 4) + ()
# B: (3, 4) + (3)        D: (3, 4) + (4, 1)      F: (2, 1, 4) + (3, 1)      H: (0) + (1)
# ```


# %%
def broadcast_shape(p: tuple[int, ...], q: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of the result of an elementwise operation on two shapes.

    Raises:
        ValueError: The shapes do not fit.
    """
    n_axes = max(len(p), len(q))
    p = (1,) * (n_axes - len(p)) + p
    q = (1,) * (n_axes - len(q)) + q
    result: tuple[int, ...] = ()
    for one, other in zip(p, q, strict=True):
        if one != 1 and other != 1 and one != other:
            raise ValueError(f"the lengths {one} and {other} do not fit")
        result += (other if one == 1 else one,)
    return result


# %% tags=["demo", "nbval-check-output"]
def show_shapes() -> None:
    """Print the shapes of A to H, by the rule and by PyTorch."""
    for name, (p, q) in {
        "A": ((3, 4), (4,)),
        "B": ((3, 4), (3,)),
        "C": ((3, 4), (3, 1)),
        "D": ((3, 4), (4, 1)),
        "E": ((4,), (4, 1)),
        "F": ((2, 1, 4), (3, 1)),
        "G": ((3, 4), ()),
        "H": ((0,), (1,)),
    }.items():
        try:
            result = broadcast_shape(p, q)
            print(f"{name}: {result}")
            assert (torch.zeros(p) + torch.zeros(q)).shape == result
        except ValueError as error:
            print(f"{name}: {error}")


show_shapes()

# %% [markdown]
# B is an error: the 3 of the vector lies under the 4 of the matrix. That the matrix has a 3 somewhere else does not help. E is the bug: four
# numbers and four numbers make sixteen. F stretches both sides. H has no entries at all.
#
# Is that really PyTorch's rule, or does it only agree in eight examples? Here are **all** pairs of shapes of up to three axes with lengths from
# 0 to 3. There are 85 such shapes, so 7225 pairs.


# %% tags=["demo", "nbval-check-output"]
def by_rule(*shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """Combine shapes one after the other; None where they do not fit."""
    result: tuple[int, ...] = ()
    try:
        for shape in shapes:
            result = broadcast_shape(result, shape)
    except ValueError:
        return None
    return result


def by_torch(p: tuple[int, ...], q: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the shape of a sum of two tensors; None where PyTorch refuses."""
    try:
        return tuple((torch.empty(p) + torch.empty(q)).shape)
    except RuntimeError:
        return None


def check_rule() -> None:
    """Hold the rule against PyTorch, for all pairs of small shapes, and Lemma 1."""
    shapes = [s for k in range(4) for s in itertools.product(range(4), repeat=k)]
    n_fit = 0
    for p, q in itertools.product(shapes, repeat=2):
        result = by_rule(p, q)
        assert result == by_torch(p, q)
        n_fit += result is not None
    for three in itertools.product(shapes[:10], repeat=3):  # Lemma 1
        assert len({by_rule(*order) for order in itertools.permutations(three)}) == 1
    print(f"{n_fit} of {len(shapes) ** 2} pairs fit; rule and PyTorch agree on all")
    print(f"{n_fit - len(shapes)} of these are pairs of different shapes")


check_rule()

# %% [markdown]
# A third of all these pairs fit, and nearly all of them by stretching. So a mistake in a shape has a good chance of staying silent.
#
# And this is what stretching looks like. **Predict** the numbers on the right before you look: a column of shape `(3, 1)` plus a row of shape
# `(4,)`. What is stretched is pale: those cells exist for the rule only.


# %% tags=["demo"] alt="Three grids of 3 by 4 cells. In the first, only the left column is filled, with 0, 10, 20, and repeated in pale cells to the right. In the second, only the top row, with 1, 2, 3, 4, repeated in pale cells below. In the third, each cell holds the sum: 1, 2, 3, 4, then 11 to 14, then 21 to 24."
def draw_cells(axes: Axes, table: torch.Tensor, real: torch.Tensor, title: str) -> None:
    """Draw a table of numbers; cells that are not real are pale and dashed."""
    n_rows, n_columns = table.shape
    for i, j in itertools.product(range(n_rows), range(n_columns)):
        is_real = bool(real[i, j])
        cell = Rectangle(
            (j - 0.45, i - 0.45),
            0.9,
            0.9,
            facecolor="#CFE3F2" if is_real else "white",
            edgecolor="black" if is_real else "#999999",
            linestyle="-" if is_real else ":",
        )
        axes.add_patch(cell)
        colour = "black" if is_real else "#777777"
        axes.text(j, i, str(int(table[i, j])), ha="center", va="center", color=colour)
    axes.set(xlim=(-0.6, n_columns - 0.4), ylim=(n_rows - 0.4, -0.6), title=title)
    axes.set_aspect("equal")
    axes.axis("off")


def stretching_figure() -> Figure:
    """Draw a column, a row, and their sum."""
    figure, panels = plt.subplots(1, 3, figsize=(9.0, 2.6), layout="constrained")
    column, row = torch.tensor([[0], [10], [20]]), torch.tensor([1, 2, 3, 4])
    first, second, every = torch.zeros(3, 4), torch.zeros(3, 4), torch.ones(3, 4)
    first[:, 0], second[0] = 1, 1
    draw_cells(panels[0], column.expand(3, 4), first, "column, (3, 1)")
    draw_cells(panels[1], row.expand(3, 4), second, "+ row, (4,)")
    draw_cells(panels[2], column + row, every, "= sum, (3, 4)")
    return figure


stretching_figure()
plt.show()

# %% [markdown]
# The pale cells cost no memory. `row.expand(3, 4)` makes such a stretched tensor visible: to go one row down, it moves 0 places along the
# strip of memory, so that it reads the same four numbers again. Part 1.4 called these moves strides.
#
# **Predict, then run.** `x += y` writes the result *into* `x`. Which of the two lines is an error: `matrix += row`, or `row += matrix`?


# %% tags=["demo", "nbval-check-output"]
def show_memory() -> None:
    """Print strides of a stretched row, and what in-place operations allow."""
    row, matrix = torch.arange(4.0), torch.zeros(3, 4)
    stretched = row.expand(3, 4)
    print("strides of the row:", row.stride(), " stretched:", stretched.stride())
    assert stretched.data_ptr() == row.data_ptr()
    matrix += row
    print("matrix += row:", tuple(matrix.shape))
    try:
        row += matrix
    except RuntimeError as error:
        print("row += matrix:", str(error).split(".")[0])


show_memory()

# %% [markdown]
# The result of both has the shape `(3, 4)`, and only the matrix has room for it. What stands on the left of `+=` is never stretched.


# %% [markdown]
# ## Exercise 1: better than usual?
#
# *Easy, about 5 minutes.* A return of 20 at step 3 of an episode: is that good? It depends on what is usual at step 3. So subtract a
# **baseline**, a number for each step: $(G - b)_{et} = G_{et} - b_t$. The returns of one episode have the shape `[n_steps]`, those of many episodes
# `[n_episodes, n_steps]`, those of many workers `[n_workers, n_episodes, n_steps]`, and so on: the last axis is always the step, and every row
# gets the same baseline. Write it for all of them at once, without a loop: no `for`, `while`, comprehension or recursion, and nothing that loops
# for you (`map`, `vmap`, `functools.reduce`, anything from `itertools`). The tests look for these in your text, and they measure time: with
# 4000 workers, episodes or steps, your function must take less than a tenth of the time of a loop with one small subtraction for each.
#
# With the returns `[[3, 2, 1], [5, 5, 2]]` and the baseline `[4, 3, 1]`, it is `[[-1, -1, 0], [1, 2, 1]]`.
#
# - The result has shape and dtype of `returns`, and memory of its own. The arguments stay as they are.
# - There may be no episodes, and no steps. Tensors may be views, such as a transposed matrix.
# - A baseline of any shape other than `[n_steps]` raises a `ValueError` whose message holds its shape, and `n_steps`. That goes for baselines, too,
#   that PyTorch would stretch without asking.
#
# <details><summary>Hint</summary>
#
# Which of the two shapes must be changed, if any? `returns.shape[-1]` is the length of the last axis. Shapes can be compared with
# tuples: `baseline.shape != (n_steps,)`.
#
# </details>


# %%
def check_no_loop(
    answer: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    shapes: Sequence[tuple[tuple[int, ...], int]],
) -> None:
    """Check that an answer leaves the loops to PyTorch. (The tests call this.)

    Args:
        answer: Takes two tensors.
        shapes: The shape of the first, in which one length is 4000, and the length of
            the second.
    """
    thought = "Let PyTorch stretch the shapes: no loop of any kind is needed."
    checks.true(
        "an answer without a loop", not checks.goes_one_by_one(answer), thought=thought
    )
    for shape, length in shapes:
        first, second = torch.full(shape, 0.5), torch.full((length,), 0.25)
        checks.true(
            f"less than a tenth of a loop's time, for shapes {shape}, ({length},)",
            checks.beats_a_loop(answer, first, second, n_rounds=4000, factor=10),
            thought=thought,
        )


def check_entries(
    what: str,
    found: torch.Tensor,
    expected: NDArray[np.float64],
    sizes: NDArray[np.float64],
    digits: tuple[float, float],
    thought: str,
) -> None:
    """Check each entry against one that was computed in float64. (For the tests.)

    Args:
        what: What is compared.
        found: Float32 or float64, of the shape of ``expected``.
        expected: The reference.
        sizes: How large the numbers were that were added up, entry by entry.
        digits: Largest error in units of the sizes, for float32 and for float64.
        thought: What to think about.
    """
    digit = digits[0] if found.dtype == torch.float32 else digits[1]
    difference = np.abs(checks.to_array(found).astype(np.float64) - expected)
    checks.true(what, bool(np.all(difference <= digit * sizes)), thought=thought)


def numbers_in(text: str) -> set[int]:
    """The whole numbers that a text holds. (For the tests.)"""
    return {int(number) for number in re.findall(r"\d+", text)}


# %% exercise="above_baseline" task=1
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    """Return by how much returns are above what is usual at their step.

    Args:
        returns: Shape ``[..., n_steps]``: at least one axis; finite, float32 or
            float64, on the CPU.
        baseline: The usual return of each step, shape ``[n_steps]``, finite, dtype of
            ``returns``.

    Returns:
        Returns minus the baseline: shape and dtype of ``returns``, memory of its own.

    Raises:
        ValueError: The baseline is not of shape ``[n_steps]``; the message holds its
            shape and ``n_steps``.
    """
    # BEGIN SOLUTION
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        got = f"a baseline of shape {tuple(baseline.shape)}"
        raise ValueError(f"got {got}, expected ({n_steps},)")
    return returns - baseline
    # END SOLUTION


# %% test="above_baseline" points=1
def test_above_baseline() -> None:
    for returns, baseline, expected in (
        (
            [[3.0, 2.0, 1.0], [5.0, 5.0, 2.0]],
            [4.0, 3.0, 1.0],
            [[-1.0, -1.0, 0.0], [1.0, 2.0, 1.0]],
        ),
        ([[1.0, 2.0], [3.0, 4.0]], [1.0, 0.0], [[0.0, 2.0], [2.0, 4.0]]),
        ([2.0, 0.5], [0.5, 2.0], [1.5, -1.5]),
        ([[[1.0, 4.0]], [[2.0, 2.0]]], [1.0, 3.0], [[[0.0, 1.0]], [[1.0, -1.0]]]),
        ([[5.0], [7.0]], [6.0], [[-1.0], [1.0]]),
    ):
        table, row = torch.tensor(returns), torch.tensor(baseline)
        with checks.unchanged(returns=table, baseline=row):
            found = checks.attempt(above_baseline, table, row)
        what = f"returns {returns} above the baseline {baseline}"
        found = checks.tensor(
            what,
            found,
            shape=tuple(table.shape),
            dtype=torch.float32,
            thought="Nothing but the baseline should stretch.",
        )
        checks.close(what, found, expected, thought="Entry t of each row, minus b[t].")
    for shape, other in (((2, 3), (2,)), ((2, 3), (1,)), ((2, 2), (2, 1))):
        checks.raises(
            ValueError,
            lambda shape=shape, other=other: above_baseline(
                torch.zeros(shape), torch.zeros(other)
            ),
            mentions=[str(length) for length in (*other, shape[-1])],
            thought="Only a baseline of shape [n_steps] is right, whatever stretches.",
        )
    check_no_loop(
        above_baseline, [((4000, 3, 3), 3), ((3, 4000, 3), 3), ((3, 3, 4000), 4000)]
    )


# %% hidden="above_baseline" points=2
def hidden_above_baseline() -> None:
    def compare(returns: torch.Tensor, baseline: torch.Tensor) -> None:
        with checks.unchanged(returns=returns, baseline=baseline):
            found = checks.attempt(above_baseline, returns, baseline)
        found = checks.tensor(
            "the result",
            found,
            shape=tuple(returns.shape),
            dtype=returns.dtype,
            thought="Are shape and dtype those of the returns, for any number of axes?",
        )
        n_steps = returns.shape[-1]
        rows = returns.double().numpy().reshape(math.prod(returns.shape[:-1]), n_steps)
        usual = baseline.double().tolist()
        expected = np.zeros(rows.shape)
        for t in range(n_steps):  # one step after the other
            expected[:, t] = rows[:, t] - usual[t]
        check_entries(
            "the result, entry by entry",
            found,
            expected.reshape(returns.shape),
            (np.abs(rows) + np.abs(np.array(usual))).reshape(returns.shape),
            (1e-6, 1e-14),
            "Does each entry meet the baseline of its own step, with all its digits?",
        )
        checks.true(
            "memory of its own",
            checks.returns_new_tensors(above_baseline, returns, baseline),
            thought="Does the result share no memory with an argument?",
        )

    rng = np.random.default_rng(51)
    for shape in (
        (1,),
        (6,),
        (1, 1),
        (1, 5),
        (5, 1),
        (4, 4),
        (3, 7),
        (70, 2),
        (2, 3, 4),
        (3, 3, 3),
        (1, 4, 1),
        (2, 1, 3, 5),
        (2, 2, 2, 2, 2),
        (0, 3),
        (3, 0),
        (0,),
        (2, 0, 4),
    ):
        for scale in (1.0, 1e-7, 1e7):
            returns = torch.tensor(rng.normal(scale=scale, size=shape))
            baseline = torch.tensor(rng.normal(scale=scale, size=shape[-1]))
            compare(returns, baseline)
            compare(returns.float(), baseline.float())
            compare(returns, torch.zeros_like(baseline))
    wide = torch.tensor(rng.normal(size=(6, 8)))
    compare(wide.T, wide[:, 3])
    compare(wide[::2, ::2], wide[0, 1::2])
    deep = torch.tensor(rng.normal(size=(4, 5, 6)))
    for axes in itertools.permutations(range(3)):
        compare(deep.permute(axes), deep.permute(axes)[1, 1])
    compare(deep[::2, 1::2, ::3], deep[1, 0, 1::3])
    compare(torch.zeros(1, 1).expand(4, 3), torch.ones(1).expand(3))
    baseline = wide[1].clone()
    compare(wide, baseline)
    for given in (wide, baseline):  # the caller's numbers are others now
        given *= -2
        compare(wide, baseline)
    for shape, other in (
        ((4, 6), (4,)),
        ((4, 6), (1,)),
        ((4, 6), ()),
        ((4, 6), (1, 6)),
        ((4, 6), (4, 6)),
        ((4, 6), (4, 1)),
        ((4, 6), (3, 1, 6)),
        ((5, 5), (5, 1)),
        ((5, 5), (4,)),
        ((5, 1), (5,)),
        ((7,), (1,)),
        ((7,), (7, 1)),
        ((1,), (1, 1)),
        ((1,), ()),
        ((2, 3, 4), (3,)),
        ((2, 3, 4), (3, 4)),
        ((0, 3), (0,)),
        ((0, 3), (1,)),
        ((3, 0), (1,)),
        ((3, 0), (3,)),
        ((11, 12), (13,)),
    ):
        returns, baseline = torch.zeros(shape), torch.zeros(other)
        thought = (
            "Is each baseline refused that is not of shape [n_steps], and does the "
            "message hold its shape, and n_steps?"
        )
        with checks.unchanged(returns=returns, baseline=baseline):
            text = checks.raises(
                ValueError,
                lambda a=returns, b=baseline: above_baseline(a, b),
                thought=thought,
            )
        checks.true(
            "the message of the error",
            {*other, shape[-1]} <= numbers_in(text),
            thought=thought,
        )
    check_no_loop(
        above_baseline, [((4000, 3, 3), 3), ((3, 4000, 3), 3), ((3, 3, 4000), 4000)]
    )


# %% [markdown]
# What is a baseline good for? Three workers play 500 episodes each, in a world that gives a reward of about 1 in each of 20 steps. The return
# of a step is the sum of the rewards from there on, so it falls from about 20 to about 1 in *every* episode. We subtract the mean return of
# each step (a row), and in a second run the mean over everything (a single number). **Predict**: which leaves the smaller spread, and is it by
# a little or by a lot?


# %% tags=["demo"]
def show_baselines(seed: int) -> None:
    """Print the spread of returns as they are, minus a number, and minus a row."""
    generator = torch.Generator().manual_seed(seed)
    rewards = 1 + 0.3 * torch.randn(3, 500, 20, generator=generator)
    returns = rewards.flip(-1).cumsum(dim=-1).flip(-1)  # [3, 500, 20]
    usual = returns.mean(dim=(0, 1))  # [20]
    by_row = above_baseline(returns, usual)
    by_number = returns - returns.mean()
    spreads = [x.square().mean().sqrt() for x in (returns, by_number, by_row)]
    raw, number, row = spreads
    print(f"root mean square {raw:.1f}; minus a number: {number:.1f}, a row: {row:.1f}")
    assert row < number / 4 < raw / 4
    assert by_row.mean(dim=(0, 1)).abs().max() < 1e-3


with checks.demonstration():
    for shown_seed in range(3):
        show_baselines(shown_seed)

# %% [markdown]
# By a lot. What is left after the row is what made this episode differ from others, and that is what an agent can learn from. Part 5.5
# (REINFORCE) does so, with a baseline that depends on the state.

# %% [markdown]
# ## The other direction
#
# Axes in *front* are free, since missing axes are filled up in front. So a row fits under any number of them. A number for each **episode** has
# its axis at the wrong end: `[n_episodes]` lies under the last axis. It needs an axis of length 1 for each axis that comes behind:
#
# | rewards | ratios must be | how |
# |---|---|---|
# | `[n_episodes]` | `[n_episodes]` | as they are |
# | `[n_episodes, n_steps]` | `[n_episodes, 1]` | `ratios[:, None]` |
# | `[n_episodes, n_steps, n_goals]` | `[n_episodes, 1, 1]` | `ratios[:, None, None]` |
#
# Such a number is the **importance ratio** of an episode. It says how many times as likely the episode is under another policy as under the
# one that played it. Multiplied by it, rewards are on average those of the other policy, as Part 0.5 proves.

# %% [markdown]
# ## Exercise 2: rewards, as another policy would see them
#
# *Medium, about 10 minutes.* Multiply all rewards of an episode by its ratio: $\rho_e\, R_{et}$ for a matrix of rewards. But the rewards may
# have one or more axes. The first is always the episode. Again without a loop, with the rule and the tests of Exercise 1.
#
# With the rewards `[[1, 2, 0], [3, 0, 1]]` and the ratios `[2, 0.5]`, it is `[[2, 4, 0], [1.5, 0, 0.5]]`.
#
# - The result has shape and dtype of `rewards`, and memory of its own. The arguments stay as they are.
# - There may happen to be as many episodes as steps, a single episode, and no episodes or no steps at all.
#   Tensors may be views.
# - Ratios of any shape other than `[n_episodes]` raise a `ValueError` whose message holds their shape, and `n_episodes`.
#
# <details><summary>Hint</summary>
#
# `rewards.dim()` counts the axes. `ratios.reshape(shape)` takes the shape as a tuple, and tuples can be multiplied: `(1,) * 3` is `(1, 1, 1)`.
#
# </details>


# %% exercise="reweighted" task=2
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    """Return rewards times the importance ratios of their episodes.

    Args:
        rewards: Shape ``[n_episodes, ...]``: at least one axis; finite, float32 or
            float64, on the CPU.
        ratios: A finite number for each episode, shape ``[n_episodes]``, dtype of
            ``rewards``.

    Returns:
        Weighted rewards: shape and dtype of ``rewards``, memory of their own.

    Raises:
        ValueError: The ratios are not of shape ``[n_episodes]``; the message holds
            their shape and ``n_episodes``.
    """
    # BEGIN SOLUTION
    n_episodes = len(rewards)
    if ratios.shape != (n_episodes,):
        got = f"ratios of shape {tuple(ratios.shape)}"
        raise ValueError(f"got {got}, expected ({n_episodes},)")
    return rewards * ratios.reshape((n_episodes,) + (1,) * (rewards.dim() - 1))
    # END SOLUTION


# %% test="reweighted" points=1
def test_reweighted() -> None:
    for rewards, ratios, expected in (
        (
            [[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]],
            [2.0, 0.5],
            [[2.0, 4.0, 0.0], [1.5, 0.0, 0.5]],
        ),
        ([[1.0, 2.0], [3.0, 4.0]], [10.0, 1.0], [[10.0, 20.0], [3.0, 4.0]]),
        ([2.0, -1.0, 3.0], [1.0, 0.0, 2.0], [2.0, 0.0, 6.0]),
        (
            [[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]],
            [0.5, 2.0],
            [[[0.5, 1.0], [1.5, 2.0]], [[10.0, 12.0], [14.0, 16.0]]],
        ),
        ([[1.0, 2.0, 3.0]], [3.0], [[3.0, 6.0, 9.0]]),
    ):
        table, column = torch.tensor(rewards), torch.tensor(ratios)
        with checks.unchanged(rewards=table, ratios=column):
            found = checks.attempt(reweighted, table, column)
        what = f"rewards {rewards} with the ratios {ratios}"
        found = checks.tensor(
            what,
            found,
            shape=tuple(table.shape),
            dtype=torch.float32,
            thought="Nothing but the ratios should stretch.",
        )
        checks.close(what, found, expected, thought="Each episode has its own ratio.")
    for shape, other in (((2, 3), (3,)), ((2, 3), (1,)), ((3, 3), (3, 1))):
        checks.raises(
            ValueError,
            lambda shape=shape, other=other: reweighted(
                torch.zeros(shape), torch.zeros(other)
            ),
            mentions=[str(length) for length in (*other, shape[0])],
            thought="Only ratios of shape [n_episodes] are right, whatever stretches.",
        )
    check_no_loop(
        reweighted, [((4000, 3, 3), 4000), ((3, 4000, 3), 3), ((3, 3, 4000), 3)]
    )


# %% hidden="reweighted" points=2
def hidden_reweighted() -> None:
    def compare(rewards: torch.Tensor, ratios: torch.Tensor) -> None:
        with checks.unchanged(rewards=rewards, ratios=ratios):
            found = checks.attempt(reweighted, rewards, ratios)
        found = checks.tensor(
            "the result",
            found,
            shape=tuple(rewards.shape),
            dtype=rewards.dtype,
            thought="Are shape and dtype those of the rewards, for any number of axes?",
        )
        expected = rewards.double().numpy().copy()
        for episode, ratio in enumerate(ratios.double().tolist()):
            expected[episode] = expected[episode] * ratio
        check_entries(
            "the result, entry by entry",
            found,
            expected,
            np.abs(expected),
            (1e-6, 1e-14),
            "Is each reward multiplied by the ratio of its own episode, with all its "
            "digits?",
        )
        checks.true(
            "memory of its own",
            checks.returns_new_tensors(reweighted, rewards, ratios),
            thought="Does the result share no memory with an argument?",
        )

    rng = np.random.default_rng(52)
    for shape in (
        (1,),
        (6,),
        (1, 1),
        (1, 5),
        (5, 1),
        (4, 4),
        (7, 3),
        (3, 7),
        (2, 70),
        (4, 3, 2),
        (3, 3, 3),
        (4, 1, 4),
        (1, 4, 1),
        (5, 3, 1, 2),
        (2, 2, 2, 2, 2),
        (0,),
        (0, 3),
        (3, 0),
        (4, 0, 2),
    ):
        for scale in (1.0, 1e-7, 1e7):
            rewards = torch.tensor(rng.normal(scale=scale, size=shape))
            ratios = torch.tensor(np.exp(rng.normal(scale=6.0, size=shape[0])))
            compare(rewards, ratios)
            compare(rewards.float(), ratios.float())
            compare(rewards, torch.zeros_like(ratios))
            compare(rewards, torch.ones_like(ratios))
            compare(rewards, -ratios)
    wide = torch.tensor(rng.normal(size=(6, 8)))
    compare(wide.T, wide[2])
    compare(wide[::2, ::2], wide[1::2, 5])
    deep = torch.tensor(rng.normal(size=(4, 5, 6)))
    for axes in itertools.permutations(range(3)):
        compare(deep.permute(axes), deep.permute(axes)[:, 1, 1])
    compare(deep[::2, 1::2, ::3], deep[::2, 0, 1])
    compare(torch.ones(1, 1).expand(4, 3), torch.ones(1).expand(4))
    ratios = wide[:, 1].clone()
    compare(wide, ratios)
    for given in (wide, ratios):  # the caller's numbers are others now
        given *= -2
        compare(wide, ratios)
    for shape, other in (
        ((4, 6), (6,)),
        ((4, 6), (1,)),
        ((4, 6), ()),
        ((4, 6), (4, 1)),
        ((4, 6), (4, 6)),
        ((4, 6), (1, 6)),
        ((5, 5), (5, 1)),
        ((5, 5), (4,)),
        ((1, 5), (5,)),
        ((7,), (1,)),
        ((7,), (7, 1)),
        ((1,), (1, 1)),
        ((1,), ()),
        ((2, 3, 4), (4,)),
        ((2, 3, 4), (2, 1, 1)),
        ((2, 3, 4), (2, 3, 4)),
        ((3, 0), (0,)),
        ((3, 0), (1,)),
        ((0, 3), (1,)),
        ((0, 3), (3,)),
        ((11, 12), (13,)),
    ):
        rewards, ratios = torch.zeros(shape), torch.zeros(other)
        thought = (
            "Are ratios refused that are not of shape [n_episodes], and does the "
            "message hold their shape, and n_episodes?"
        )
        with checks.unchanged(rewards=rewards, ratios=ratios):
            text = checks.raises(
                ValueError,
                lambda a=rewards, b=ratios: reweighted(a, b),
                thought=thought,
            )
        checks.true(
            "the message of the error",
            {*other, shape[0]} <= numbers_in(text),
            thought=thought,
        )
    check_no_loop(
        reweighted, [((4000, 3, 3), 4000), ((3, 4000, 3), 3), ((3, 3, 4000), 3)]
    )


# %% [markdown]
# Try it where the answer is known. In each of three steps, a policy presses a button with probability 0.5, and a press earns 1. There are eight
# different episodes, each as likely as any other. Another policy would press with probability 0.8, and so earn 0.8 in each step. **Predict**
# the shape of `rewards`, and which ratio the episode has in which the button is pressed each time.


# %% tags=["demo", "nbval-check-output"]
def show_ratios() -> None:
    """Compute what another policy earns in each step, from all episodes of one."""
    pressed = torch.cartesian_prod(*[torch.arange(2)] * 3).double()  # [8, 3]
    other = pressed * 0.8 + (1 - pressed) * 0.2
    ratios = (other / 0.5).prod(dim=1)  # [8]
    weighted = reweighted(pressed, ratios)
    print(
        "rewards:",
        tuple(pressed.shape),
        " ratio of three presses:",
        round(ratios[-1].item(), 3),
    )
    print("mean reward of each step, raw:       ", pressed.mean(dim=0).tolist())
    means = [round(mean, 6) for mean in weighted.mean(dim=0).tolist()]
    print("mean reward of each step, reweighted:", means)
    assert means == [0.8] * 3 and abs(ratios.mean() - 1) < 1e-12


with checks.demonstration():
    show_ratios()

# %% [markdown]
# The rewards of one policy tell exactly what the other one earns, since all episodes are counted here. Part 0.5 draws episodes at random, and
# asks how many are needed.

# %% [markdown]
# ## The bug that does not complain
#
# Here is the corridor of the first paragraph. From state $s = 0, \dots, 4$ one step leads to $s + 1$. The last one leaves the corridor: it earns
# 1, and the world ends. With $\gamma = 0.9$, the true values are $V(s) = 0.9^{4 - s}$: each step further
# from the end costs a factor of 0.9.
#
# Learning is simple: each value goes a fifth of the way to its target. If the errors come as a table, with a row for each value, it goes by the
# mean of its row, as derived above. Below is a function that computes the errors. The values of the steps come as a network returns them,
# `[n, 1]`; those of the next states have lost an axis to a maximum over actions, `[n]`. **Predict** the shape that each line makes,
# for five steps. Then look at what is learned.


# %%
def broken_td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    """Return TD errors, or so it says."""
    continues = (~terminated).to(values.dtype)
    targets = rewards + gamma * continues * next_values
    return targets - values


TdErrors = Callable[
    [torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, float], torch.Tensor
]
"""A function such as the one above."""


def corridor_errors(errors_of: TdErrors, values: torch.Tensor) -> torch.Tensor:
    """Return the TD errors of the corridor, as a function computes them.

    Args:
        errors_of: Computes TD errors.
        values: Values of the five states, shape ``[5, 1]``, float64.

    Returns:
        Shape ``[5]``, or ``[5, 5]`` where ``errors_of`` is broken; float64.
    """
    rewards = torch.tensor([0.0, 0.0, 0.0, 0.0, 1.0], dtype=torch.float64)
    next_values = values[:, 0].roll(-1)  # [5]; the last one does not count
    return errors_of(rewards, rewards > 0, next_values, values, 0.9)


def learn_corridor(errors_of: TdErrors, seed: int, n_sweeps: int = 250) -> torch.Tensor:
    """Learn the values of the corridor, and return them after each sweep.

    Returns:
        Values, shape ``[n_sweeps + 1, 5]``, float64; row 0 holds the random start.
    """
    generator = torch.Generator().manual_seed(seed)
    values = torch.rand(5, 1, generator=generator, dtype=torch.float64)
    history = [values[:, 0]]
    for _ in range(n_sweeps):
        errors = corridor_errors(errors_of, values).reshape(5, -1)  # a row for each
        values = values + 0.2 * errors.mean(dim=1, keepdim=True)
        history.append(values[:, 0])
    return torch.stack(history)


# %% tags=["demo", "nbval-check-output"]
def show_broken() -> None:
    """Print what the broken errors teach, and hold it against a closed form."""
    true_values = 0.9 ** torch.arange(4, -1, -1, dtype=torch.float64)
    print("true:   ", [round(value, 3) for value in true_values.tolist()])
    for seed in range(5):
        history = learn_corridor(broken_td_errors, seed)
        first, last = history[0], history[-1]
        assert torch.allclose(last, torch.full_like(last, 1 / (5 - 0.9 * 4)))
        tables = [corridor_errors(broken_td_errors, v[:, None]) for v in (first, last)]
        losses = [table.square().mean() for table in tables]
        assert losses[1] < losses[0]  # the curve looks fine
        targets = first + tables[0].diagonal()  # Lemma 2, in numbers:
        parts = (first - targets.mean()).square(), targets.var(correction=0)
        assert torch.allclose(losses[0], parts[0].mean() + parts[1])
        if seed == 0:
            print("learned:", [round(value, 3) for value in last.tolist()])


show_broken()

# %% [markdown]
# The true values grow towards the end of the corridor; the learned ones are all the same, from each of five random starts, as Lemma 2 says. And
# the loss has gone down each time, so its curve gives no warning. We even know the number. All values are the mean of the targets; call it $c$. Four
# targets are $0.9\,c$, the last one is 1, so $c = (4 \cdot 0.9\,c + 1) / 5$, which is $c = 1 / (5 - 3.6) \approx 0.714$. The cell asserts all this.

# %% [markdown]
# ## Exercise 3: find it, fix it, and keep it away
#
# *Medium, about 10 minutes.* Write `td_errors`, which returns for each step
#
# $$\delta_i = R_i + \gamma\, (1 - d_i)\, V(S'_i) - V(S_i) .$$
#
# Find the line of `broken_td_errors` that makes a table, and fix it. Then see to it that such a mistake never passes again: let the function
# refuse all shapes but those in its docstring. (Many people write such checks at the head of every loss.) Loops are allowed here.
#
# For the rewards `[1, 0]`, `terminated` of `[False, True]`, next values `[2, 9]`, values `[[3], [1]]` and $\gamma = 0.5$, the errors are
# $1 + 0.5 \cdot 2 - 3 = -1$ and $0 - 1 = -1$: where the world ended, the next value does not count.
#
# - The result has the shape `[n]`, and the dtype and the precision of `values`. The arguments stay as they are.
# - There may be a single step, and no step.
# - $n$ is the number of rewards. An argument whose shape does not fit raises a `ValueError` whose message holds the *name* of that argument, and
#   of no other tensor. At most one argument has a wrong shape. If `rewards` does not have exactly one axis, it is that one.
#
# <details><summary>Hint</summary>
#
# `squeeze(1)` takes axis 1 away if it has the length 1; so does the index `[:, 0]`. Compare each shape with a tuple, before you compute. And which
# of the four tells you `n`?
#
# </details>


# %% exercise="td_errors" task=3
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    """Return the TD error of each step.

    Args:
        rewards: Shape ``[n]``, finite, dtype of ``values``, on the CPU; ``n`` may be 0.
        terminated: Whether the world ended with the step, shape ``[n]``, bool.
        next_values: Values of the next states, shape ``[n]``, dtype of ``values``;
            finite, but without meaning where the world ended.
        values: Values of the states, shape ``[n, 1]``, finite, float32 or float64.
        gamma: Discount, from 0 to 1.

    Returns:
        TD errors, shape ``[n]``, dtype of ``values``.

    Raises:
        ValueError: A shape does not fit; the message names that argument alone.
    """
    # BEGIN SOLUTION
    n = rewards.numel()
    for name, tensor, shape in (
        ("rewards", rewards, (n,)),
        ("terminated", terminated, (n,)),
        ("next_values", next_values, (n,)),
        ("values", values, (n, 1)),
    ):
        if tensor.shape != shape:
            raise ValueError(f"{name}: got {tuple(tensor.shape)}, expected {shape}")
    targets = rewards + gamma * (~terminated).to(values.dtype) * next_values
    return targets - values.squeeze(1)
    # END SOLUTION


# %% test="td_errors" points=1
def test_td_errors() -> None:
    for rewards, ended, following, values, gamma, expected in (
        ([1.0, 0.0], [False, True], [2.0, 9.0], [[3.0], [1.0]], 0.5, [-1.0, -1.0]),
        (
            [0.0, 2.0, 1.0],
            [False, False, True],
            [4.0, 1.0, 7.0],
            [[1.0], [2.0], [5.0]],
            1.0,
            [3.0, 1.0, -4.0],
        ),
        ([5.0], [False], [8.0], [[1.0]], 0.25, [6.0]),
        ([], [], [], np.zeros((0, 1)).tolist(), 0.9, []),
    ):
        arguments = {
            "rewards": torch.tensor(rewards),
            "terminated": torch.tensor(ended, dtype=torch.bool),
            "next_values": torch.tensor(following),
            "values": torch.tensor(values).reshape(-1, 1),
        }
        with checks.unchanged(**arguments):
            found = checks.attempt(td_errors, **arguments, gamma=gamma)
        what = f"the errors for {rewards}, {ended}, {following}, {values}, {gamma}"
        found = checks.tensor(
            what,
            found,
            shape=(len(rewards),),
            dtype=torch.float32,
            thought="One error for each step. Which line made a table?",
        )
        checks.close(
            what,
            found,
            np.array(expected),
            thought="R + gamma V(S') - V(S), without V(S') where the world ended.",
        )
    for wrong, shape in (
        ("values", (3,)),
        ("next_values", (3, 1)),
        ("rewards", (3, 1)),
    ):
        shapes = {
            "rewards": (3,),
            "terminated": (3,),
            "next_values": (3,),
            "values": (3, 1),
        } | {wrong: shape}
        given = {name: torch.zeros(shape) for name, shape in shapes.items()}
        given["terminated"] = given["terminated"].bool()
        thought = (
            f"{wrong} has the shape {shape}: refuse it, and name it, and no other."
        )
        text = checks.raises(
            ValueError,
            lambda given=given: td_errors(**given, gamma=0.9),
            thought=thought,
        )
        named = {name for name in given if re.search(rf"\b{name}\b", text)}
        checks.equal("the names in the message", named, {wrong}, thought=thought)


# %% hidden="td_errors" points=2
def hidden_td_errors() -> None:
    def compare(
        rewards: torch.Tensor,
        terminated: torch.Tensor,
        next_values: torch.Tensor,
        values: torch.Tensor,
        gamma: float,
    ) -> None:
        with checks.unchanged(
            rewards=rewards,
            terminated=terminated,
            next_values=next_values,
            values=values,
        ):
            found = checks.attempt(
                td_errors, rewards, terminated, next_values, values, gamma
            )
        found = checks.tensor(
            "the errors",
            found,
            shape=(len(rewards),),
            dtype=values.dtype,
            thought="Is there one error for each step, in the dtype of the values, for "
            "any number of steps?",
        )
        expected, sizes = list[float](), list[float]()
        for r, d, after, v in zip(
            rewards.tolist(),
            terminated.tolist(),
            next_values.tolist(),
            values.flatten().tolist(),
            strict=True,
        ):
            bootstrap = 0.0 if d else gamma * after
            expected.append(math.fsum([r, bootstrap, -v]))
            sizes.append(abs(r) + abs(bootstrap) + abs(v))
        check_entries(
            "the errors, one by one",
            found,
            np.array(expected),
            np.array(sizes),
            (1e-6, 1e-14),
            "Does each error hold its own reward, value and next value, and no next "
            "value where the world ended?",
        )

    rng = np.random.default_rng(53)
    for n in (0, 1, 2, 3, 8, 60):
        for gamma in (0.0, 0.3, 0.99, 1.0, 1, 0):
            for scale in (1.0, 1e-6, 1e6):
                r, after = torch.tensor(rng.normal(scale=scale, size=(2, n)))
                v = torch.tensor(rng.normal(scale=scale, size=(n, 1)))
                for d in (
                    torch.tensor(rng.random(n) < 0.4),
                    torch.zeros(n, dtype=torch.bool),
                    torch.ones(n, dtype=torch.bool),
                ):
                    compare(r, d, after, v, gamma)
                    compare(r.float(), d, after.float(), v.float(), gamma)
                    compare(r, d, torch.where(d, 1e30, after), v, gamma)
    wide = torch.tensor(rng.normal(size=(6, 8)))
    compare(wide[:, 1], wide[:, 2] > 0, wide[:, 4], wide[:, 5:6], 0.9)
    compare(wide[1, ::2], wide[2, ::2] > 0, wide[3, ::2], wide.T[::2, 4:5], 0.9)
    same = torch.ones(1).expand(4)
    compare(same, same < 0, same, same[:, None], 0.5)
    given = wide[:, 1].clone(), wide[:, 2] > 0, wide[:, 4].clone(), wide[:, 5:6].clone()
    compare(*given, 0.9)
    for tensor in (given[0], given[2], given[3]):  # the caller goes on
        tensor *= -3.0
        compare(*given, 0.9)
    given[1].logical_not_()
    compare(*given, 0.9)
    for n, wrong, shape in (
        (4, "values", (4,)),
        (4, "values", (1, 4)),
        (4, "values", (4, 4)),
        (4, "values", (4, 2)),
        (4, "values", (1, 1)),
        (4, "values", (3, 1)),
        (4, "values", (4, 1, 1)),
        (4, "values", (1,)),
        (4, "values", ()),
        (4, "next_values", (4, 1)),
        (4, "next_values", (1,)),
        (4, "next_values", ()),
        (4, "next_values", (5,)),
        (4, "next_values", (1, 4)),
        (4, "terminated", (4, 1)),
        (4, "terminated", (1,)),
        (4, "terminated", ()),
        (4, "terminated", (2,)),
        (4, "terminated", (1, 4)),
        (4, "rewards", (4, 1)),
        (4, "rewards", (1, 4)),
        (4, "rewards", (2, 2)),
        (1, "rewards", ()),
        (1, "rewards", (1, 1)),
        (1, "values", (1,)),
        (1, "values", (3, 1)),
        (1, "next_values", (1, 1)),
        (1, "next_values", (3,)),
        (1, "terminated", ()),
        (0, "values", (0,)),
        (0, "values", (1, 1)),
        (0, "next_values", (1,)),
        (0, "terminated", (1,)),
        (0, "rewards", (0, 1)),
    ):
        shapes = {"rewards": (n,), "terminated": (n,), "next_values": (n,)}
        shapes = shapes | {"values": (n, 1)} | {wrong: shape}
        tensors = {name: torch.ones(shape) for name, shape in shapes.items()}
        tensors["terminated"] = tensors["terminated"] > 2
        thought = (
            "Is every shape refused that the docstring does not hold, also where "
            "PyTorch would stretch it, and does the message name this argument alone?"
        )
        with checks.unchanged(**tensors):
            text = checks.raises(
                ValueError,
                lambda tensors=tensors: td_errors(**tensors, gamma=0.9),
                thought=thought,
            )
        named = {name for name in tensors if re.search(rf"\b{name}\b", text)}
        checks.equal("the names in the message", named, {wrong}, thought=thought)


# %% [markdown]
# Now the corridor again, with your errors and with the broken ones. Left: the table that the broken function makes at the true values, where all
# errors should be 0. Its diagonal holds the errors that were meant. Right: what is learned. **Predict** where the dashed lines end.


# %% tags=["demo"] alt="Left, a table of 5 by 5 differences, target minus value: 0 on the black-framed diagonal, up to 0.34 above it and down to -0.34 below. Right, five values over 100 sweeps: the solid lines, with fixed errors, end at the true values 0.656, 0.729, 0.81, 0.9 and 1; the dashed lines, with broken errors, all end at 0.714."
def corridor_figure() -> Figure:
    """Draw the table of broken errors at the true values, and both ways of learning."""
    true_values = 0.9 ** torch.arange(4, -1, -1, dtype=torch.float64)
    table = corridor_errors(broken_td_errors, true_values[:, None])
    figure, panels = plt.subplots(1, 2, figsize=(10.0, 3.8), layout="constrained")
    plots.heatmap(panels[0], table.numpy() + 0.0, value_format="{:.2f}")
    for i in range(5):
        corner = (i - 0.48, i - 0.48)
        frame = Rectangle(corner, 0.96, 0.96, fill=False, color="black", linewidth=2.5)
        panels[0].add_patch(frame)
    panels[0].set(
        title="broken errors at the true values",
        xlabel="target of step j",
        ylabel="value of step i",
    )
    for name, errors_of in {"fixed": td_errors, "broken": broken_td_errors}.items():
        history = learn_corridor(errors_of, seed=0, n_sweeps=100)
        look = {"color": COLOURS[name], "linestyle": "-" if name == "fixed" else "--"}
        lines = panels[1].plot(history.numpy(), **look)
        lines[0].set_label(name)
    panels[1].set(
        title="what is learned",
        xlabel="sweep",
        ylabel="value of a state",
        xlim=(0, 100),
    )
    panels[1].legend()
    return figure


with checks.demonstration():
    for learning_seed in range(5):
        exact = 0.9 ** torch.arange(4, -1, -1, dtype=torch.float64)
        assert torch.allclose(learn_corridor(td_errors, learning_seed)[-1], exact)
    corridor_figure()
    plt.show()

# %% [markdown]
# The diagonal is 0: at the true values, the errors that were meant are gone. But the mean of a row is not, and so the broken agent leaves the right
# answer again. With your errors it reaches the true values from five random starts, as the cell asserts.
#
# This bug was so frequent that PyTorch's loss functions have warned since 2019, if two shapes differ. The operators do not warn, since they
# cannot know what you meant:


# %% tags=["demo", "nbval-check-output"]
def show_warnings() -> None:
    """Count the warnings of a minus and of a loss function, for shapes that differ."""
    targets, values = torch.zeros(5), torch.zeros(5, 1)
    for name, loss_of in {
        "minus": lambda: (targets - values).square().mean(),
        "mse_loss": lambda: torch.nn.functional.mse_loss(values, targets),
    }.items():
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            loss_of()
        print(f"{name}: {len(caught)} warning(s)")


show_warnings()

# %% [markdown]
# ## Loops and operators
#
# The return of an episode depends on the discount. Which discount is good? To compare several, we want **all returns for all discounts**:
# $G_{ge} = \sum_t \gamma_g^t\, R_{et}$, with a row for each discount and a column for each episode. In loops, that is easy to write and to
# read:


# %%
def returns_by_loops(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    """Return the discounted return of each episode under each discount, by loops.

    Args:
        rewards: Shape ``[n_episodes, n_steps]``, float32 or float64.
        gammas: Discounts from 0 to 1, shape ``[n_gammas]``, dtype of ``rewards``.

    Returns:
        Shape ``[n_gammas, n_episodes]``, dtype of ``rewards``.
    """
    n_episodes, n_steps = rewards.shape
    result = torch.zeros(len(gammas), n_episodes, dtype=rewards.dtype)
    for g in range(len(gammas)):
        for e in range(n_episodes):
            for t in range(n_steps):
                result[g, e] += gammas[g] ** t * rewards[e, t]
    return result


# %% [markdown]
# ## Exercise 4: three loops, no loops
#
# *Medium, about 10 minutes.* Return the same table without a loop, with the rule and the tests of Exercise 1, for 4000
# discounts as well. **Before you write**: the products $\gamma_g^t\, R_{et}$ have three
# indices, so they need three axes, say in the order $g$, $e$, $t$. Which shape must the powers of the discounts have, so that they fit the
# rewards, and over which axis do you sum?
#
# For the rewards `[[1, 2, 4]]` and the discounts `[0.5, 1]`, it is `[[3], [7]]`: $1 + 0.5 \cdot 2 + 0.25 \cdot 4 = 3$, and $1 + 2 + 4 = 7$.
#
# - The result has the shape `[n_gammas, n_episodes]` and the dtype of `rewards`. The arguments stay as they are.
# - $0^0$ is 1: for the discount 0, the return is the first reward. For 1, it is the sum of all.
# - There may be no discounts, no episodes, or no steps. (Nothing adds up to 0.)
# - The error is at most $10^{-4}$ of the sizes of what is added up, $\sum_t \gamma_g^t\, |R_{et}|$, in `float32`, and $10^{-10}$ of them in
#   `float64`, also for episodes of thousands of steps.
#
# <details><summary>Hint</summary>
#
# `gammas[:, None] ** torch.arange(n_steps)` is a column to the power of a row. Which shape does that have, and where does it need one axis more?
# `sum(dim=-1)` sums along the last axis.
#
# </details>


# %% exercise="returns_by_operators" task=4
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    """Return the discounted return of each episode under each discount, without loops.

    Args:
        rewards: Shape ``[n_episodes, n_steps]``, finite, float32 or float64, on the
            CPU.
        gammas: Discounts from 0 to 1, shape ``[n_gammas]``, dtype of ``rewards``.

    Returns:
        Shape ``[n_gammas, n_episodes]``, dtype of ``rewards``.
    """
    # BEGIN SOLUTION
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])  # [n_gammas, n_steps]
    return (powers[:, None, :] * rewards).sum(dim=-1)
    # END SOLUTION


# %% test="returns_by_operators" points=1
def test_returns_by_operators() -> None:
    for rewards, gammas, expected in (
        ([[1.0, 2.0, 4.0]], [0.5, 1.0], [[3.0], [7.0]]),
        (
            [[1.0, 2.0], [3.0, -4.0], [0.0, 8.0]],
            [0.0, 0.25],
            [[1.0, 3.0, 0.0], [1.5, 2.0, 2.0]],
        ),
        ([[1.0, 2.0], [4.0, 8.0]], [0.5, 1.0], [[2.0, 8.0], [3.0, 12.0]]),
        ([[3.0]], [0.0], [[3.0]]),
    ):
        table, discounts = torch.tensor(rewards), torch.tensor(gammas)
        with checks.unchanged(rewards=table, gammas=discounts):
            found = checks.attempt(returns_by_operators, table, discounts)
        what = f"the returns of {rewards} for {gammas}"
        found = checks.tensor(
            what,
            found,
            shape=(len(gammas), len(rewards)),
            dtype=torch.float32,
            thought="A row for each discount, a column for each episode.",
        )
        checks.close(
            what,
            found,
            expected,
            thought="Which axis holds the discounts, which the episodes, which the "
            "steps, and which one goes away?",
        )
    check_no_loop(
        returns_by_operators, [((3, 3), 4000), ((4000, 3), 3), ((3, 4000), 1)]
    )


# %% hidden="returns_by_operators" points=2
def hidden_returns_by_operators() -> None:
    def compare(rewards: torch.Tensor, gammas: torch.Tensor) -> None:
        with checks.unchanged(rewards=rewards, gammas=gammas):
            found = checks.attempt(returns_by_operators, rewards, gammas)
        n_episodes, n_steps = rewards.shape
        found = checks.tensor(
            "the returns",
            found,
            shape=(len(gammas), n_episodes),
            dtype=rewards.dtype,
            thought="Are shape and dtype right, for any numbers of discounts, episodes "
            "and steps?",
        )
        expected = np.zeros((len(gammas), n_episodes))
        sizes = np.zeros((len(gammas), n_episodes))
        for g, gamma in enumerate(gammas.tolist()):
            factors = np.array([gamma**t for t in range(n_steps)])
            for e, row in enumerate(rewards.double().numpy()):
                expected[g, e] = math.fsum(factors * row)
                sizes[g, e] = math.fsum(factors * np.abs(row))
        check_entries(
            "the returns, one by one",
            found,
            expected,
            sizes,
            (1e-4, 1e-10),
            "Is each return that of its own episode under its own discount, also for 0 "
            "and 1, and for long episodes?",
        )

    rng = np.random.default_rng(54)
    for n_gammas, n_episodes, n_steps in (
        (1, 1, 1),
        (2, 3, 4),
        (4, 3, 2),
        (3, 3, 3),
        (1, 4, 6),
        (4, 1, 6),
        (5, 4, 1),
        (4, 4, 7),
        (7, 2, 7),
        (2, 6, 6),
        (0, 2, 3),
        (2, 0, 3),
        (2, 3, 0),
        (0, 0, 0),
    ):
        for scale in (1.0, 1e-6, 1e6):
            rewards = torch.tensor(rng.normal(scale=scale, size=(n_episodes, n_steps)))
            gammas = torch.tensor(rng.random(n_gammas))
            compare(rewards, gammas)
            compare(rewards.float(), gammas.float())
            compare(rewards, torch.zeros_like(gammas))
            compare(rewards, torch.ones_like(gammas))
    limits = torch.tensor([0.0, 1.0, 0.5, 1e-3, 0.999, 1.0, 0.0], dtype=torch.float64)
    long = torch.tensor(rng.normal(size=(3, 3000)))
    compare(long, limits)
    compare(long.float(), limits.float())
    compare(long.abs(), torch.tensor([0.9999, 1 / 3], dtype=torch.float64))
    wide = torch.tensor(rng.random(size=(6, 8)))
    compare(wide.T, wide[1])
    compare(wide[::2, 1::3], wide[3, ::2])
    compare(torch.ones(1, 1).expand(4, 3), torch.tensor([0.5]).expand(2))
    gammas = wide[0].clone()
    compare(wide, gammas)
    for given in (wide, gammas):  # the caller's numbers are others now
        given *= 0.5
        compare(wide, gammas)
    check_no_loop(
        returns_by_operators, [((3, 3), 4000), ((4000, 3), 3), ((3, 4000), 1)]
    )


# %% [markdown]
# ## Exercise 5: how many times as fast?
#
# *Medium, about 10 minutes.* A fast function that is wrong saves nothing, and a time that was measured once is hardly a measurement: other programs
# on your machine make a run slower, and none makes it faster. So an honest comparison goes like this:
#
# ```text
# How many times as long does `slow` take as `fast`?
# 1  repeat n_runs times:
# 2      time one call of slow, then one call of fast: the clock just after, minus the clock just before
# 3  if what they return differs: refuse
# 4  return shortest time of slow / shortest time of fast
# ```
#
# `slow` and `fast` are functions without arguments that return a tensor, the same tensor each time; `clock` is one that returns seconds, such as
# `time.perf_counter`. Only differences of its readings mean anything. Call each of the two exactly `n_runs` times, in turns.
#
# If `slow` takes 6, 5 and 9 seconds and `fast` 2, 4 and 3, the result is 5 / 2 = 2.5.
#
# - The result is a plain `float`.
# - The two tensors (of one dtype, without NaN) **agree** if they have the same shape, and `torch.allclose` holds for them. If they do not agree, raise a
#   `ValueError`. (Does `torch.allclose` look at shapes? Try `torch.zeros(3)` and `torch.zeros(3, 1)`. It measures its tolerance by its second argument;
#   here, either order will do.)
# - If `n_runs` is less than 1, raise a `ValueError` before anything is called. If the shortest time of `fast` is 0, the clock is too coarse: raise
#   a `ValueError` as well.
#
# <details><summary>Hint</summary>
#
# `start = clock()`, call, `clock() - start`. Keep the times in two lists, and call `min` at the end. What is called is kept in a variable, since you
# need it for the comparison.
#
# </details>


# %% exercise="speed_up" task=4
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    """Return how many times as long one function takes as another one.

    Args:
        slow: Returns a tensor, the same each time.
        fast: Returns a tensor, the same each time; of the same dtype.
        n_runs: How often each is called.
        clock: Returns a time in seconds.

    Returns:
        Shortest time of ``slow`` over shortest time of ``fast``.

    Raises:
        ValueError: ``n_runs`` is less than 1; or the tensors do not agree in shape and
            entries; or the shortest time of ``fast`` is 0.
    """
    # BEGIN SOLUTION
    if n_runs < 1:
        raise ValueError(f"n_runs is {n_runs}, expected at least 1")
    times: dict[str, list[float]] = {"slow": [], "fast": []}
    results: dict[str, torch.Tensor] = {}
    for _ in range(n_runs):
        for name, function in (("slow", slow), ("fast", fast)):
            start = clock()
            results[name] = function()
            times[name].append(clock() - start)
    a, b = results["slow"], results["fast"]
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("the two functions do not return the same")
    if min(times["fast"]) == 0:
        raise ValueError("the clock is too coarse: fast took 0 seconds")
    return min(times["slow"]) / min(times["fast"])
    # END SOLUTION


# %% test="speed_up" points=1
def test_speed_up() -> None:
    def measure(
        slow_times: list[float],
        fast_times: list[float],
        slow_result: list[float],
        fast_result: list[list[float]] | list[float],
        n_runs: int,
    ) -> tuple[list[str], Callable[[], float]]:
        now, calls = [100.0], list[str]()

        def pretend(name: str, times: list[float], result: object) -> torch.Tensor:
            now[0] += times[calls.count(name) % len(times)]
            calls.append(name)
            return torch.tensor(result)

        return calls, lambda: speed_up(
            lambda: pretend("slow", slow_times, slow_result),
            lambda: pretend("fast", fast_times, fast_result),
            n_runs,
            lambda: now[0],
        )

    for slow_times, fast_times, expected in (
        ([6.0, 5.0, 9.0], [2.0, 4.0, 3.0], 2.5),
        ([8.0], [2.0], 4.0),
        ([1.0, 3.0], [4.0, 2.0], 0.5),
    ):
        n = len(slow_times)
        calls, run = measure(slow_times, fast_times, [1.0, 2.0], [1.0, 2.0], n)
        what = f"the speed-up for {slow_times} and {fast_times} seconds"
        thought = "The shortest time of slow over the shortest time of fast."
        found = checks.attempt(run)
        checks.true(what, type(found) is float, thought="float(...) makes it plain.")
        checks.close(what, found, expected, thought=thought, rtol=1e-9)
        checks.equal(
            "the calls",
            calls,
            ["slow", "fast"] * n,
            thought="Call each n_runs times, in turns, slow first.",
        )
    for result in ([1.0, 3.0], [[1.0], [1.0]]):
        _, run = measure([2.0], [1.0], [1.0, 1.0], result, 1)
        checks.raises(
            ValueError, run, thought="Results of other entries or shapes are refused."
        )
    calls, run = measure([2.0], [1.0], [1.0], [1.0], 0)
    checks.raises(ValueError, run, thought="Without a run there is no time.")
    checks.equal("the calls", calls, [], thought="Refuse before you call.")
    _, run = measure([2.0, 2.0], [1.0, 0.0], [1.0], [1.0], 2)
    checks.raises(ValueError, run, thought="What if fast takes no time at all?")


# %% hidden="speed_up" points=2
def hidden_speed_up() -> None:
    def measure(
        slow_times: list[float],
        fast_times: list[float],
        slow_result: torch.Tensor,
        fast_result: torch.Tensor,
        n_runs: int,
        start: float = 0.0,
        reading: float = 0.0,
    ) -> tuple[list[str], Callable[[], float]]:
        now, calls = [start], list[str]()

        def pretend(
            name: str, times: list[float], result: torch.Tensor
        ) -> torch.Tensor:
            now[0] += times[calls.count(name) % len(times)]
            calls.append(name)
            return result.clone()

        def clock() -> float:
            now[0] += reading  # what it takes to read the clock
            return now[0]

        return calls, lambda: speed_up(
            lambda: pretend("slow", slow_times, slow_result),
            lambda: pretend("fast", fast_times, fast_result),
            n_runs,
            clock,
        )

    rng = np.random.default_rng(55)
    for n_runs in (1, 2, 3, 7, 12):
        for start, tick in ((0.0, 1 / 64), (-64.0, 2.0**-24), (4096.0, 2.0**30)):
            slow_times = (4 * tick * rng.integers(1, 200, size=n_runs)).tolist()
            fast_times = (tick * rng.integers(1, 200, size=n_runs)).tolist()
            result = torch.tensor(rng.normal(size=(3, n_runs)))
            nearly = result * (1 + 1e-6)
            calls, run = measure(
                slow_times, fast_times, result, nearly, n_runs, start=start
            )
            thought = (
                "Is it the shortest time of the one over that of the other, for times "
                "of any size? Do results agree where torch.allclose holds?"
            )
            found = checks.attempt(run)
            checks.true("a plain float", type(found) is float, thought=thought)
            checks.close(
                "the speed-up",
                found,
                min(slow_times) / min(fast_times),
                thought=thought,
                rtol=1e-9,
                atol=0.0,
            )
            checks.equal(
                "the calls",
                calls,
                ["slow", "fast"] * n_runs,
                thought="Is each called n_runs times, in turns, slow first?",
            )
    for reading in (0.5, 2.0, 64.0):
        table = torch.ones(2)
        _, run = measure([9.0, 7.0], [3.0, 4.0], table, table, 2, reading=reading)
        checks.close(
            "the speed-up",
            checks.attempt(run),
            (7.0 + reading) / (3.0 + reading),
            thought="Is each time the clock just after, minus the clock just before?",
            rtol=1e-9,
        )
    table = torch.tensor(rng.normal(size=(3, 3)))
    ones, none = torch.ones(4), torch.zeros(0, 3)
    for a, b in ((none, none), (torch.tensor(2), torch.tensor(2)), (table, table)):
        _, run = measure([3.0], [2.0], a, b, 2)
        thought = "Do results agree that are empty, or whole numbers, or of no axis?"
        checks.close("the speed-up", checks.attempt(run), 1.5, thought=thought)
    _, run = measure([0.0], [2.0], ones, ones, 2)
    checks.close(
        "the speed-up", checks.attempt(run), 0.0, thought="May slow take no time?"
    )
    last = table.clone()
    last[2, 2] += 1e-3
    for a, b in (
        (table, last),
        (last, table),
        (table, table.T),
        (table, -table),
        (ones, torch.ones(4, 1)),
        (ones, torch.ones(1)),
        (torch.ones(()), ones),
        (ones, torch.ones(1, 4)),
        (ones, torch.ones(2, 2)),
        (ones, torch.ones(5)),
        (torch.zeros(0), torch.zeros(1)),
        (torch.zeros(0), torch.zeros(0, 1)),
        (torch.tensor([1, 2]), torch.tensor([1, 3])),
        (torch.zeros(3), torch.full((3,), 5e-6)),
    ):
        _, run = measure([3.0], [2.0], a, b, 2)
        checks.raises(
            ValueError,
            run,
            thought="Are results refused that differ in one entry, or in shape?",
        )
    for n_runs in (0, -1, -7):
        calls, run = measure([3.0], [2.0], ones, ones, n_runs)
        thought = "Is n_runs below 1 refused, before anything is called?"
        checks.raises(ValueError, run, thought=thought)
        checks.equal("the calls", calls, [], thought=thought)
    for fast_times in ([0.0], [2.0, 0.0, 1.0], [1.0, 3.0, 0.0]):
        _, run = measure([3.0], fast_times, ones, ones, 3)
        checks.raises(
            ValueError, run, thought="Is a clock refused that is too coarse for fast?"
        )


# %% [markdown]
# Now the measurement. **Predict** two things: will the speed-up be nearer to 3, to 30, or to 300 for the largest of four problems? And does it grow
# with their size, or shrink? Equal results are checked by your function, in each row, for rewards from another seed; the times are those of this
# machine, and differ from run to run.


# %% tags=["demo"]
def show_speed() -> None:
    """Print how many times as long the loops take, for problems of growing size."""
    for seed, (n_gammas, n_episodes, n_steps) in enumerate(
        ((1, 2, 5), (2, 5, 10), (5, 10, 20), (5, 10, 60))
    ):
        generator = torch.Generator().manual_seed(seed)
        rewards = torch.rand(n_episodes, n_steps, generator=generator)
        gammas = torch.linspace(0.0, 1.0, n_gammas)
        factor = speed_up(
            lambda rewards=rewards, gammas=gammas: returns_by_loops(rewards, gammas),
            lambda rewards=rewards, gammas=gammas: returns_by_operators(
                rewards, gammas
            ),
            n_runs=3,
            clock=time.perf_counter,
        )
        n_products = n_gammas * n_episodes * n_steps
        print(f"{n_products:5} products: the loops take {factor:6.1f} times as long")


with checks.demonstration():
    show_speed()

# %% [markdown]
# What to look for: the factor grows with the size. In the loops, every single product pays for a trip from Python into PyTorch and back: shapes
# compared, a dtype chosen, a new tensor made. The operators pay for a handful of such trips, however many products there are. So a loop over
# the *layers* of a network costs little, and one over the *entries* of a tensor is the slowest thing you can write.
#
# The price is memory: all products, a table of shape `[n_gammas, n_episodes, n_steps]`, are stored before they are summed. Part 1.6 has an
# operation that multiplies and sums in one go, without storing the products.

# %% [markdown]
# ## Summary and outlook
#
# - Align shapes at the right; a missing axis counts as 1; 1 is stretched; other lengths must be equal. This agreed with PyTorch for all 7225
#   pairs of small shapes, of which 2479 fit.
# - A row of shape `[n_steps]` acts on every row below any number of axes. A number for each episode needs an axis of length 1 for each axis behind.
# - `[n]` minus `[n, 1]` is an `[n, n]` table. A loss of it teaches every value the mean of all targets: 0.714 in the corridor, where the true values
#   go from 0.656 to 1. A check of shapes at the head of a function costs a line, and finds it at once.
# - `torch.allclose` stretches, too. Compare shapes first.
# - Operators give what loops give, and the more entries there are, the more they save.
#
# **Next**: Part 1.6 multiplies matrices, and Part 1.7 measures distances with a row that is taken from every row. Part 5.2 (Deep Q-networks) meets
# the shapes `[n]` and `[n, 1]` again, in earnest.
#
# **Further reading**: the page "Broadcasting" of NumPy's user guide has pictures of stretching, and tells when it costs memory. Harris and others
# show what much of science has built on it.
