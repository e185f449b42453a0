# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 0.2: NumPy for reinforcement learning"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# An agent lives on numbers, and on many of them. What was each of a thousand episodes worth? Which of a million remembered steps shall I
# learn from now? What should each of my fifty copies do next? In Python, you would write a loop for each of these questions. In **NumPy**
# you write one line that looks like the formula; the loop runs inside NumPy, in compiled code.
#
# This part teaches the five habits of NumPy that reinforcement learning (RL) needs every day: sums along an axis, masks, gathering,
# broadcasting, and random generators. Each comes with an object of RL that you will meet again and again.
#
# **After this part you can**
#
# - predict the shape of an array expression before you run it;
# - compute a discounted return as a dot product, over ten thousand steps too;
# - pick steps out of a replay memory, by a condition or by row number;
# - bring the features of a batch of observations to one scale;
# - let a whole batch of agents choose at random, and get the same choices again tomorrow.
#
# **You need** Python's functions, lists and loops; arrays may be new to you. Words such as observation, reward and episode are explained
# as they come; Part 0.1 shows them at work.
#
# **Time** about 25 minutes to read, 40 to work.
#
# **Sources** Harris and others, *Array programming with NumPy* (Nature, 2020); Sutton and Barto, *Reinforcement Learning: An Introduction*
# (2nd edition, 2018), sections 2.2 (epsilon-greedy) and 3.3 (returns).

# %%
import statistics
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from rlcourse import checks
from rlcourse.figures import controls, plots

plots.use_style()

# %% [markdown]
# ## Arrays: values, shape, dtype
#
# An **array** is a box of numbers of one kind, in rows and columns (or fewer axes, or more). Three facts describe it: its values, its
# **shape** (how many along each axis), and its **dtype** (what kind of number).
#
# | in RL | shape | dtype |
# |---|---|---|
# | the rewards of an episode of 5 steps | `(5,)` | `float64` |
# | an observation of 4 numbers | `(4,)` | `float32` |
# | a batch of 3 observations, one in each row | `(3, 4)` | `float32` |
# | the actions taken in those 3 rows | `(3,)` | `int64` |
# | whether each step ended its episode | `(3,)` | `bool` |
#
# Arithmetic and comparisons work **entry by entry**, and a sum or a mean runs along the **axis** that you name: that axis disappears from the
# shape. `axis=0` runs down the rows and leaves one number for each column; `axis=1` runs along each row and leaves one number for each row.
#
# Where this part says **any real dtype**, it means `bool`, NumPy's whole numbers of 8 to 64 bits, signed or not, and `float16`, `float32`
# and `float64`.
#
# **Predict, then run.** Write down the shape of each expression in the next cell before you run it. Ask for shapes first, values later:
# most mistakes with arrays are mistakes of shape.


# %% tags=["demo", "nbval-check-output"]
def show_array(expression: str, array: NDArray[Any]) -> None:
    """Print what an expression gives: shape, dtype and values, in one line."""
    print(f"{expression:26} {array.shape!s:8} {array.dtype!s:8} {array.tolist()}")


rewards = np.array([1.0, 0.0, -2.0, 0.0, 4.0])
batch = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
show_array("rewards * 10", rewards * 10)
show_array("rewards > 0", rewards > 0)
show_array("rewards[1:4]", rewards[1:4])
show_array("batch.mean(axis=0)", batch.mean(axis=0))
show_array("batch.sum(axis=1)", batch.sum(axis=1))
show_array("batch[:, 0]", batch[:, 0])
show_array("batch[2]", batch[2])
show_array("batch @ [1, 0, 0, 1]", batch @ np.array([1, 0, 0, 1]))
assert batch.mean(axis=0).shape == (4,) and batch.sum(axis=1).shape == (3,)

# %% [markdown]
# What to see: a comparison gives an array of truth values. A mean of whole numbers is a float. `batch[:, 0]` is the first *column*: the
# colon says "all rows". And `batch @ w`, here with `w = [1, 0, 0, 1]`, multiplies each row by `w` and adds up: a
# **dot product** for each row.
#
# **A slice is a view.** A list's slice is a copy. An array's slice is a window onto the same numbers. It costs nothing, but whoever
# writes into it writes into the array:


# %% tags=["demo", "nbval-check-output"]
def show_views() -> None:
    """Write into a slice and into a copy of an array, and print the array."""
    numbers = np.zeros(5)
    window, own = numbers[1:3], numbers[1:3].copy()
    window[:] = 7.0
    own[:] = 9.0
    print("after writing 7 into the slice and 9 into the copy:", numbers.tolist())
    assert numbers.tolist() == [0.0, 7.0, 7.0, 0.0, 0.0]


show_views()

# %% [markdown]
# This is why the rule of this course, *arguments are not changed*, needs a little care with arrays: `rewards *= 2` in your function changes
# the caller's array. `rewards * 2` makes a new one.

# %% [markdown]
# ## The mathematics
#
# **The return.** An episode of $T$ steps brings the rewards $R_1, \dots, R_T$. A reward that comes later counts less: each step
# multiplies it by the **discount** $\gamma$ (gamma), a number from 0 to 1. The **discounted return** from the start is
#
# $$G_0 = R_1 + \gamma R_2 + \gamma^2 R_3 + \dots + \gamma^{T-1} R_T = \sum_{k=0}^{T-1} \gamma^k R_{k+1},$$
#
# a dot product of the rewards and the weights $1, \gamma, \gamma^2, \dots$ We read $\gamma^0 = 1$ for every $\gamma$, also for 0: with
# $\gamma = 0$ only the first reward counts, and with $\gamma = 1$ all rewards count alike.
#
# *How far does an agent look ahead?* If every reward is 1 and $\gamma < 1$, multiply $G_0$ by $1 - \gamma$. All terms but the first and the
# last cancel: $(1 - \gamma) G_0 = 1 - \gamma^T$, so
#
# $$G_0 = \frac{1 - \gamma^T}{1 - \gamma} .$$
#
# For a long episode that is nearly $1/(1 - \gamma)$: 100 for $\gamma = 0.99$. In this sense, such an agent looks about 100 steps ahead.
#
# **Standardising.** Let $x_{ij}$ be feature $j$ of observation $i$, with $n$ observations. With the mean $m_j = \frac1n \sum_i x_{ij}$ and the
# standard deviation $s_j = \sqrt{\frac1n \sum_i (x_{ij} - m_j)^2}$ of each feature, put $z_{ij} = (x_{ij} - m_j) / s_j$ where
# $s_j > 0$. Then every such feature of $z$ has mean 0 and standard deviation 1. *Proof.* Its mean is $(m_j - m_j)/s_j = 0$, so its variance is $\frac1n
# \sum_i z_{ij}^2 = s_j^2 / s_j^2 = 1$.
#
# **Epsilon-greedy.** The agent has an estimate $q$ of how good each of $m$ actions is. With probability $\varepsilon$
# (epsilon) it *explores*: it takes one of all $m$ actions, each with the same probability. Otherwise it takes the **greedy** action, the one
# with the largest estimate. Exploring may pick the greedy action too, so
#
# $$P(\text{greedy action}) = 1 - \varepsilon + \frac{\varepsilon}{m}, \qquad P(\text{each other action}) = \frac{\varepsilon}{m} .$$
#
# The $m$ probabilities sum to $1 - \varepsilon + m \cdot \varepsilon / m = 1$, as they must.
#
# ```text
# Epsilon-greedy choices for a batch
# 1  greedy ← for each row of the estimates, the column of its largest
# 2  coins ← for each row a random number in [0, 1)
# 3  anything ← for each row a random action
# 4  return, for each row: anything where its coin < epsilon, greedy elsewhere
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $R_1, \dots, R_T$ | rewards of an episode | `rewards` | `(T,)` | any real |
# | $\gamma$ | discount | `gamma` | number in $[0, 1]$ | float |
# | $1, \gamma, \gamma^2, \dots$ | weights of the rewards | `discounts` | `(T,)` | `float64` |
# | $G_0$ | discounted return | result of `discounted_return` | number | float |
# | $x_{ij}$ | feature $j$ of observation $i$ | `observations[i, j]` | `(n, n_features)` | any real |
# | $m_j$, $s_j$ | mean and standard deviation | `axis=0` of `observations` | `(n_features,)` | `float64` |
# | $\varepsilon$ | probability of exploring | `epsilon` | number in $[0, 1]$ | float |
# | $q$ | estimated values of actions | `values` | `(n_rows, n_actions)` | any real |

# %% [markdown]
# ## A return is a dot product
#
# Here is an episode of thirty steps: a small reward early, a penalty, and the prize at the end. The left panel shows the rewards $R_{k+1}$, the
# middle one the weights $\gamma^k$, the right one their products, whose sum is the return.
#
# Move the slider. **Predict first**: at which $\gamma$, roughly, does the prize at the end begin to matter more than the penalty on the way?
#
# (If you see no slider, you are looking at a static copy of this notebook, at $\gamma = 0.9$.)

# %% tags=["demo"] alt="Three bar charts over 30 steps at a discount of 0.9. Rewards: 1 at step 3, minus 3 at step 12, 10 at step 29. Weights: falling from 1 to 0.05. Products: 0.73, minus 0.85 and 0.47, with a sum of 0.35."
episode = np.zeros(30)
episode[[3, 12, 29]] = [1.0, -3.0, 10.0]


def return_figure(gamma: float) -> Figure:
    """Draw rewards, weights and their products over the steps of the episode."""
    steps = np.arange(len(episode))
    weights = gamma**steps
    figure, panels = plt.subplots(1, 3, figsize=(9.5, 3.0), layout="constrained")
    drawn = {
        "reward $R_{k+1}$": episode,
        r"weight $\gamma^k$": weights,
        r"product $\gamma^k R_{k+1}$": weights * episode,
    }
    for axes, colour, (name, heights) in zip(
        panels, plots.PALETTE, drawn.items(), strict=False
    ):
        axes.bar(steps, heights, color=colour)
        axes.axhline(0.0, color="grey", linewidth=0.8)
        axes.set(xlabel="step $k$", ylabel=name)
    panels[1].set_ylim(0.0, 1.05)
    figure.suptitle(
        rf"$\gamma$ = {gamma:.2f}: the return is {float(weights @ episode):.2f}"
    )
    return figure


controls.interactive_figure(
    return_figure, gamma=controls.slider(0.0, 1.0, 0.01, 0.9, "discount γ")
)
prize_wins = [
    gamma for gamma in np.arange(0.0, 1.001, 0.01) if 10 * gamma**29 > 3 * gamma**12
]
print(f"the prize outweighs the penalty from gamma = {prize_wins[0]:.2f} on")
assert 0.92 < prize_wins[0] < 0.95 and prize_wins[-1] == 1.0

# %% [markdown]
# The prize is more than three times the size of the penalty. But it comes 17 steps later, and so counts for less where $\gamma$ is small.
# The discount decides what an agent finds worth doing.
#
# ### A clever line that breaks
#
# Later you will want the return from *every* step on, $G_t = R_{t+1} + \gamma R_{t+2} + \dots$ A tempting line without a loop: add up all the
# weighted rewards from step $t$ on, then divide by $\gamma^t$, the extra factor in each of them. As a formula, it is right. **Predict**: for
# which episodes and which $\gamma$ does the code fail?


# %% tags=["demo"]
def returns_by_division(rewards: NDArray[np.float64], gamma: float) -> NDArray[Any]:
    """Return the return from each step on, by a quotient that is not safe."""
    weights = gamma ** np.arange(len(rewards))
    with np.errstate(invalid="ignore", divide="ignore"):  # it will be needed
        return np.cumsum((rewards * weights)[::-1])[::-1] / weights


def returns_backwards(rewards: NDArray[np.float64], gamma: float) -> NDArray[Any]:
    """Return the return from each step on: own reward plus gamma times the next."""
    returns, ahead = np.zeros(len(rewards)), 0.0
    for step in reversed(range(len(rewards))):
        ahead = rewards[step] + gamma * ahead
        returns[step] = ahead
    return returns


def show_division(n_steps: int, gamma: float) -> int:
    """Compare both ways on rewards of 1, and return how many results are no number."""
    ones = np.ones(n_steps)
    quotient, loop = returns_by_division(ones, gamma), returns_backwards(ones, gamma)
    n_broken = int(np.isnan(quotient).sum())
    print(
        f"{n_steps:6} steps, gamma {gamma:4}: {n_broken:5} returns are not a number, "
        f"first return {quotient[0]:6.2f} (loop {loop[0]:6.2f})"
    )
    assert np.isfinite(loop).all()
    return n_broken


broken = [
    show_division(*case)
    for case in [(100, 0.9), (10_000, 0.99), (10_000, 0.9), (10_000, 0.0)]
]
assert broken[:2] == [0, 0] and 2500 < broken[2] < 3100 and broken[3] == 9999
nearly_lost = returns_by_division(np.ones(10_000), 0.9)[7000:]
assert 9.9 < nearly_lost[0] < 10.1 and np.nanmax(np.abs(nearly_lost - 10.0)) > 1.0

# %% [markdown]
# The smallest positive float is near $5 \cdot 10^{-324}$. A result below half of it is stored as 0, and $0.9^{7100}$ is such a result. From
# about there on, the line divides 0 by 0, and the answer is `nan`, "not a number". Shortly before, it is just wrong: numbers that small have
# few digits left. With $\gamma = 0$ everything is lost from the second step on. The plain loop has no such trouble, since it never divides. So
# "no loop" is a means, not an end: **look for the numbers that break a formula before you trust it.** The return from the *start* needs no
# division, and you can have it safely in one line.

# %% [markdown]
# ## Three rules for the exercises
#
# 1. **No loops**, for practice. The tests refuse `for`, `while` and comprehensions in your functions and their helpers, functions that call
#    themselves, and what calls a Python function for each number: `map`, `filter`, `np.vectorize`, `np.frompyfunc`, `np.fromiter`,
#    `np.apply_along_axis`, `functools.reduce`, and anything from `itertools`. The next cell holds this rule as a check. (A loop in a quick try
#    outside your functions is fine.)
# 2. **Arguments are not changed.**
# 3. **Each call looks at its arguments afresh.** The caller may have written new numbers into the same arrays since the last call, as an
#    agent does with its memory.


# %%
def refuse_loops(answer: Callable[..., object]) -> None:
    """Refuse an answer that goes through numbers one by one in Python."""
    checks.true(
        "an answer without a loop",
        not checks.goes_one_by_one(answer),
        thought="Can NumPy go through the numbers for you, all in one expression?",
    )


# %% [markdown]
# ## Exercise 1: the discounted return
#
# *Easy, about 8 minutes.* Return $G_0$ of an episode. With rewards 1, 0, 4 and $\gamma = 0.5$ it is $1 + 0.5 \cdot 0 + 0.25 \cdot 4 = 2$.
#
# The rewards may be of any real dtype, down to `int8` and `bool`, and in any number: no rewards give 0. Compute in `float64` whatever the
# dtype, and always return a `float`. Episodes of 10,000 steps must work, and longer ones, up to 100,000. So must $\gamma = 0$ and $\gamma = 1$,
# which may come as the whole numbers `0` and `1`.
#
# <details><summary>Hint</summary>
#
# `np.arange(n)` is the array 0, 1, 2, ..., n - 1, and `**` works entry by entry like `+` and `*`. What does `0.0 ** 0` give, and which dtype
# has `1 ** np.arange(3)`? `float(...)` turns NumPy's numbers into Python's.
#
# </details>


# %% exercise="discounted_return" task=1
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start.

    Args:
        rewards: Rewards in order, shape ``[T]``, of any real dtype, all finite; there
            may be none.
        gamma: Discount, in ``[0, 1]``; a float, or the int 0 or 1.

    Returns:
        ``G_0``, a float (NumPy's float64 is one too), computed in float64.

    Source:
        Sutton and Barto, section 3.3, equation 3.8.
    """
    # BEGIN SOLUTION
    discounts = float(gamma) ** np.arange(len(rewards))
    return float(rewards @ discounts)
    # END SOLUTION


# %% test="discounted_return" points=1
def test_discounted_return() -> None:
    for gamma, expected in ((0.5, 2.0), (1.0, 5.0), (0.0, 1.0)):
        given = np.array([1.0, 0.0, 4.0])
        with checks.unchanged(rewards=given):
            result = checks.attempt(discounted_return, given, gamma)
        checks.instance("the return", result, float, thought="One number, as a float.")
        checks.close(
            f"the return of 1, 0, 4 with gamma {gamma:g}",
            result,
            expected,
            thought="The first reward counts in full, the second gamma times, the "
            "third gamma times gamma. And what is any number to the power of 0?",
        )
    long = checks.attempt(discounted_return, np.ones(10_000), 0.9)
    checks.close(
        "the return of 10,000 rewards of 1 with gamma 0.9",
        long,
        10.0,
        thought="Nearly 1 / (1 - gamma). Does anything in your formula grow too large, "
        "or too small to divide by?",
    )
    refuse_loops(discounted_return)


# %% hidden="discounted_return" points=2
def hidden_discounted_return() -> None:
    def compare(rewards: NDArray[Any], gamma: float) -> None:
        with checks.unchanged(rewards=rewards):
            result = checks.attempt(discounted_return, rewards, gamma)
        checks.instance(
            "the return",
            result,
            float,
            thought="Is it a float for each dtype of the rewards, and for none?",
        )
        expected, size = 0.0, 0.0
        for reward in reversed(rewards.tolist()):
            expected = float(reward) + gamma * expected
            size = abs(float(reward)) + gamma * size
        checks.close(
            "the return",
            result,
            expected,
            thought="Is each reward weighted by its own power of gamma, in float64, "
            "for few rewards and for many, for gamma 0 and 1 too?",
            rtol=1e-9,
            atol=1e-11 * size,
        )

    rng = np.random.default_rng(21)
    gammas = (0.0, 1.0, 0.001, 0.5, 0.9, 0.99, 0.9999, 0, 1)
    for n_steps in (0, 1, 2, 3, 17, 1000, 10_000):
        for gamma in gammas:
            compare(rng.normal(scale=3.0, size=n_steps), gamma)
    for gamma in gammas:
        compare(rng.normal(size=200).astype(np.float32), gamma)
        compare(rng.normal(scale=100.0, size=200).astype(np.float16), gamma)
        compare(rng.integers(-128, 128, size=900).astype(np.int8), gamma)
        compare(rng.integers(200, 256, size=900).astype(np.uint8), gamma)
        compare(rng.integers(-(10**9), 10**9, size=50), gamma)
        compare(rng.random(300) < 0.5, gamma)
        table = rng.normal(size=(40, 6))
        compare(table[:, 2], gamma)
        compare(table[1][::-1], gamma)
        compare(table[::3, 5], gamma)
        compare(
            np.broadcast_to(np.float64(-1.5), (25,)), gamma
        )  # may not be written to
    for gamma in (0.9999, 0.999999, 1.0):
        compare(rng.normal(size=100_000), gamma)
    for dtype in (np.bool_, np.int8, np.uint64, np.float16, np.float32):
        compare(np.zeros(0, dtype=dtype), 0.9)
        compare(np.ones(1, dtype=dtype), 0.0)
    compare(np.array([1.0, 1e12, -3e24]), 1e-9)
    compare(rng.integers(0, 2**64, size=50, dtype=np.uint64), 0.9)
    for gamma in (1, 1.0):  # int64 cannot hold the sum
        compare(np.full(5, 2**62), gamma)
        compare(np.full(3, -(2**62) - 1), gamma)
    again = rng.normal(size=9)
    compare(again, 0.5)
    again[:] = rng.normal(size=9)  # the same array, with new numbers
    compare(again, 0.5)
    late = np.zeros(5000)
    late[-1] = 1e30  # the weight of the last reward is about 1e-22, and counts
    compare(late, 0.99)
    compare(late * 1e-60, 0.99)
    compare(np.array([1e200, -1e200, 3.0]), 1.0)
    refuse_loops(discounted_return)


# %% [markdown]
# With your function at hand, look ten thousand steps ahead. The formula above said $(1 - \gamma^T)/(1 - \gamma)$ for rewards of 1:

# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    for horizon_gamma in (0.5, 0.9, 0.99, 0.999):
        worth = discounted_return(np.ones(10_000), horizon_gamma)
        formula = (1 - horizon_gamma**10_000) / (1 - horizon_gamma)
        print(f"gamma {horizon_gamma:5}: return {worth:7.2f}, formula {formula:7.2f}")
        assert np.isclose(worth, formula)

# %% [markdown]
# ## Masks: which rows?
#
# A **replay memory** remembers what an agent did, one step in each row, in one array for each kind of number. The arrays are made at their
# full length, the *capacity* of the memory, and filled from row 0 on. The rows that are not filled yet hold garbage.
#
# A **mask** is an array of truth values, one for each row. A comparison makes one; `&` (and), `|` (or) and `~` (not) combine them. Two
# traps: Python's `and` and `or` do not work on arrays of several entries, and `&` binds more tightly than `>`, so comparisons need parentheses.


# %% tags=["demo", "nbval-check-output"]
def show_masks() -> None:
    """Print masks of a small replay memory, and what they pick."""
    rewards = np.array([0.0, 0.5, 0.0, -1.0, 0.0, 7.0])
    terminated = np.array([False, False, False, True, False, True])
    n_filled = 5  # row 5 is not filled yet
    filled = np.arange(len(rewards)) < n_filled
    show_array("filled", filled)
    show_array("rewards[filled]", rewards[filled])
    show_array("(rewards > 0) & filled", (rewards > 0) & filled)
    show_array("~terminated & filled", ~terminated & filled)
    show_array("np.flatnonzero(filled)", np.flatnonzero(filled))
    print(f"share of positive rewards: {np.mean(rewards[filled] > 0)}")
    try:
        print(rewards > 0 and filled)
    except ValueError as error:
        print(f"rewards > 0 and filled: {error}")


show_masks()

# %% [markdown]
# What to see: indexing with a mask keeps the rows that are true, in order. `np.flatnonzero` turns a mask into the *numbers* of those rows.
# The mean of a mask is a share: truth values count as 0 and 1.

# %% [markdown]
# ## Exercise 2: where something happened
#
# *Easy, about 8 minutes.* In many worlds, nearly all rewards are 0. An agent that wants to learn from the few steps in which something
# happened must find them first. Return the numbers of all rows that
#
# - are filled, which are the first `n_filled` rows, **and**
# - hold a reward other than 0, of either sign and however small, **or** the end of an episode, or both.
#
# With rewards `[0, 0, 0.5, 0, -1, 0, 7]`, `terminated` true in rows 3 and 4, and `n_filled = 6` these are the rows 2, 3 and 4. Return them as an
# `int64` array in ascending order, each once. There may be none.
#
# Rewards in filled rows are finite. The rows that are not filled may hold anything, `nan` too: they never count.
#
# <details><summary>Hint</summary>
#
# Build a mask for each condition, and mind the parentheses. `-0.0 != 0` is false, just as it should be.
#
# </details>


# %% exercise="eventful_rows" task=2
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened.

    Args:
        rewards: Reward of each row, shape ``[capacity]``, of any real dtype; there
            is at least one row.
        terminated: Whether the row ended its episode, bool, shape ``[capacity]``.
        n_filled: How many rows are filled, from row 0 on; from 0 to the capacity.

    Returns:
        Row numbers in ascending order, int64, shape ``[n_found]``.
    """
    # BEGIN SOLUTION
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(filled & ((rewards != 0) | terminated))
    # END SOLUTION


# %% test="eventful_rows" points=1
def test_eventful_rows() -> None:
    given = np.array([0.0, 0.0, 0.5, 0.0, -1.0, 0.0, 7.0])
    ended = np.array([False, False, False, True, True, False, False])
    for n_filled, expected in ((6, [2, 3, 4]), (7, [2, 3, 4, 6]), (2, [])):
        with checks.unchanged(rewards=given, terminated=ended):
            found = checks.array(
                f"the rows with {n_filled} filled",
                checks.attempt(eventful_rows, given, ended, n_filled),
                shape=(len(expected),),
                dtype=np.int64,
                thought="Row numbers in one int64 array. A row counts if it is filled "
                "and holds a reward or an end: do your parentheses say so? And do "
                "penalties count?",
            )
        checks.equal(
            f"the rows with {n_filled} filled",
            found,
            expected,
            thought="Is it (filled) and (a reward or the end), each row once?",
        )
    refuse_loops(eventful_rows)


# %% hidden="eventful_rows" points=2
def hidden_eventful_rows() -> None:
    def compare(
        rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
    ) -> None:
        with checks.unchanged(rewards=rewards, terminated=terminated):
            found = checks.attempt(eventful_rows, rewards, terminated, n_filled)
        pairs = zip(rewards.tolist(), terminated.tolist(), strict=True)
        happened = [row for row, pair in enumerate(pairs) if any(pair)]
        expected = [row for row in happened if row < n_filled]
        thought = "Is it an int64 array of row numbers, in order, even where none is?"
        found = checks.array(
            "the rows", found, shape=(len(expected),), dtype=np.int64, thought=thought
        )
        checks.equal(
            "the rows",
            found,
            expected,
            thought="Filled, and with any reward but 0 or an end: is each such row "
            "there, once and in order, and no other?",
        )

    rng = np.random.default_rng(22)
    for capacity in (1, 2, 9, 50):
        for n_filled in sorted({0, 1, capacity // 2, capacity - 1, capacity}):
            for share in (0.0, 0.4):
                rewards = rng.normal(size=capacity) * (rng.random(capacity) < share)
                ended = rng.random(capacity) < share / 2
                rewards[n_filled:] = rng.choice([np.nan, 1.0, np.inf, 0.0])
                compare(rewards, ended, n_filled)
                compare(np.sign(rewards), ended, n_filled)
                compare(rewards.astype(np.float32), ~ended, n_filled)
                compare(np.zeros(capacity), ended, n_filled)
                whole = rng.integers(-1, 2, size=capacity).astype(np.int8)
                compare(whole, ended, n_filled)
                compare(np.repeat(whole, 2)[::2], np.repeat(ended, 3)[::3], n_filled)
                compare(np.abs(whole).astype(np.bool_), ended, n_filled)
    tiny = np.array([1e-30, -1e-300, 0.0, -0.0, 1e-9, -1e-12, 0.3, -0.4, 1e30])
    compare(tiny, np.zeros(9, dtype=np.bool_), 9)
    compare(tiny.astype(np.float32), np.zeros(9, dtype=np.bool_), 8)
    for edge in (
        np.array([-128, 0, 16, 127], dtype=np.int8),
        np.array([128, 0, 16, 255], dtype=np.uint8),
        np.array([-(2**63), 0, 2**32, 1]),
        np.array([2**63, 0, 2**32, 1], dtype=np.uint64),
        np.array([6e-8, -0.0, -6e-8, 6e4], dtype=np.float16),
    ):
        compare(edge, np.zeros(4, dtype=np.bool_), 4)
    again, ended = np.array([0.0, 1.0, 0.0]), np.array([False, False, True])
    compare(again, ended, 3)
    again[:], ended[:] = [-1.0, 0.0, 0.0], [False, True, False]  # new numbers in both
    compare(again, ended, 3)
    for width in (1, 0.5, 10, 100):  # no sum of a reward and an end may hide them
        beside = width * np.arange(-12.0, 13.0)
        compare(beside, np.ones(25, dtype=np.bool_), 25)
        compare(beside, np.arange(25) % 2 == 0, 25)
    many = np.zeros(100_000, dtype=np.float32)
    many[[7, 65_536, 99_999]] = [-1.0, 1.0, 0.5]
    compare(many, many > 2, 100_000)
    compare(many, many > 2, 99_999)
    refuse_loops(eventful_rows)


# %% [markdown]
# ## Gathering: these rows, in this order
#
# Indexing with an array of whole numbers **gathers**: the result has one entry for each number, in their order, repeats and all. Unlike
# a slice, it is always a copy.
#
# Two index arrays side by side gather single cells: `values[rows, columns]` takes one cell for each pair: that in row `rows[0]` and column
# `columns[0]`, then that in row `rows[1]` and column `columns[1]`, and so on. Given one row of action values for each observation, and the
# action that was taken there, this picks the value of each chosen action: the very line at the heart of Q-learning with networks.
#
# **Predict the three shapes** before you run the cell: `values[[4, 0, 0]]`, `values[np.arange(5), actions]` and `values[:, actions]`.

# %% tags=["demo", "nbval-check-output"] alt="Table of action values, 5 observations in rows and 3 actions in columns, one cell framed in each row: the chosen actions 2, 0, 1, 1 and 0."
values = np.array(
    [
        [1.0, 2.0, 5.0],
        [4.0, 0.5, 1.5],
        [2.5, 3.0, 0.0],
        [1.0, 4.5, 2.0],
        [3.5, 1.0, 2.0],
    ]
)
actions = np.array([2, 0, 1, 1, 0])


def gather_figure() -> Figure:
    """Draw the table of values, with a frame around the chosen action of each row."""
    figure, axes = plt.subplots(figsize=(5.0, 3.4), layout="constrained")
    plots.heatmap(
        axes,
        values,
        x_labels=["action 0", "action 1", "action 2"],
        y_labels=[f"row {row}" for row in range(len(values))],
        colour_label="value",
    )
    for row, action in enumerate(actions.tolist()):
        corner = (action - 0.47, row - 0.45)
        axes.add_patch(
            Rectangle(corner, 0.94, 0.9, fill=False, edgecolor="black", linewidth=5)
        )
        axes.add_patch(
            Rectangle(corner, 0.94, 0.9, fill=False, edgecolor="white", linewidth=2)
        )
    axes.set_title("values[np.arange(5), actions]: the framed cells")
    return figure


gather_figure()
plt.show()
chosen = values[np.arange(5), actions]
show_array("values[[4, 0, 0]]", values[[4, 0, 0]])
show_array("values[np.arange(5), actions]", chosen)
print("values[:, actions] has the shape", values[:, actions].shape)
assert chosen.tolist() == [values[row, actions[row]] for row in range(5)]
assert values[:, actions].shape == (5, 5)

# %% [markdown]
# What to see: `values[:, actions]` is the classic slip. "All rows, and these columns" gives every row the actions of *all* rows, 25 numbers in
# place of 5. No error tells you; the shape does.

# %% [markdown]
# ## Exercise 3: a minibatch
#
# *Medium, about 8 minutes.* An agent learns from a **minibatch**: a handful of remembered steps, picked by their row numbers. For each it needs
# the observation, the action, the reward, and the *next* observation.
#
# Storing each observation twice, once as "observation" and once as the "next" of the step before, would double the memory. So we store it once:
# the next observation of a row is the observation of the **following row**. The memory is full, and its rows go round like a ring: after the
# last row comes row 0. (Where an episode ended, the following row holds a step of another one. Learning ignores it there, as Part 5.2 shows.)
#
# Return the four arrays of the minibatch as a tuple, in the order of `rows`, with the dtypes that they have in the
# memory.
#
# With observations `[[10], [11], [12]]`, actions `[0, 1, 0]`, rewards `[5, 6, 7]` and rows `[2, 0, 0]`, these are `[[12], [10], [10]]`,
# `[0, 0, 0]`, `[7, 5, 5]`, and the next observations `[[10], [11], [11]]`.
#
# An observation may be a single number, a vector or a picture: each entry of `observations` along the first axis is one, whatever its
# shape. (Whether the arrays are copies or views of the memory does not matter here.)
#
# <details><summary>Hint</summary>
#
# `%` gives the remainder of a division, entry by entry: what is `np.array([1, 2, 3]) % 3`? And how many rows does `observations` have?
#
# </details>


# %% exercise="minibatch" task=2
def minibatch(
    observations: NDArray[Any],
    actions: NDArray[np.int64],
    rewards: NDArray[Any],
    rows: NDArray[np.int64],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[Any], NDArray[Any]]:
    """Gather a minibatch from a replay memory.

    Args:
        observations: One observation for each row, shape ``[capacity, ...]``, of any
            real dtype; there is at least one row.
        actions: Action of each row, int64, shape ``[capacity]``.
        rewards: Reward of each row, shape ``[capacity]``, of any real dtype.
        rows: Row numbers from 0 to ``capacity - 1``, int64, shape ``[n]``, in any
            order; some may come several times, and there may be none.

    Returns:
        A tuple of observations ``[n, ...]``, actions ``[n]``, rewards ``[n]`` and next
        observations ``[n, ...]``, each of the dtype that it has in the memory.
    """
    # BEGIN SOLUTION
    following = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[following]
    # END SOLUTION


# %% test="minibatch" points=1
def test_minibatch() -> None:
    single = (
        np.array([[10.0], [11.0], [12.0]], dtype=np.float32),
        np.array([0, 1, 0]),
        np.array([5.0, 6.0, 7.0], dtype=np.float32),
    )
    double = (
        np.array([[1, 5], [2, 6], [3, 7], [4, 8]]),
        np.array([0, 2, 1, 0]),
        np.array([0.5, 0.0, -1.0, 2.0]),
    )
    names = ("observations", "actions", "rewards", "next observations")
    first = [[12], [10], [10]], [0, 0, 0], [7, 5, 5], [[10], [11], [11]]
    for memory, rows, expected in (
        (single, [2, 0, 0], first),
        (single, [1], ([[11]], [1], [6], [[12]])),
        (double, [3, 1], ([[4, 8], [2, 6]], [0, 2], [2, 0], [[1, 5], [3, 7]])),
    ):
        given = np.array(rows)
        with checks.unchanged(
            observations=memory[0], actions=memory[1], rewards=memory[2], rows=given
        ):
            picked = checks.attempt(minibatch, *memory, given)
        thought = "Four arrays in a tuple: observations, actions, rewards, next ones."
        checks.instance("the minibatch", picked, tuple, thought=thought)
        checks.equal("how many arrays it has", len(picked), 4, thought=thought)
        for name, array, values, source in zip(
            names, picked, expected, (*memory, memory[0]), strict=True
        ):
            checks.array(
                f"the {name} of rows {rows}",
                array,
                shape=np.shape(values),
                dtype=source.dtype,
                thought="One entry for each row number, in the dtype of the memory.",
            )
            checks.equal(
                f"the {name} of rows {rows}",
                array,
                values,
                thought="In the order of `rows`? What follows the last row?",
            )
    refuse_loops(minibatch)


# %% hidden="minibatch" points=2
def hidden_minibatch() -> None:
    rng = np.random.default_rng(23)

    def compare(
        observations: NDArray[Any],
        actions: NDArray[np.int64],
        rewards: NDArray[Any],
        rows: NDArray[np.int64],
    ) -> None:
        with checks.unchanged(
            observations=observations, actions=actions, rewards=rewards, rows=rows
        ):
            picked = checks.attempt(minibatch, observations, actions, rewards, rows)
        thought = "Is it always a tuple of four arrays?"
        checks.instance("the minibatch", picked, tuple, thought=thought)
        checks.equal("how many arrays it has", len(picked), 4, thought=thought)
        last = len(observations) - 1
        here = rows.tolist()
        following = [0 if row == last else row + 1 for row in here]
        for array, source, numbers in zip(
            picked,
            (observations, actions, rewards, observations),
            (here, here, here, following),
            strict=True,
        ):
            checks.array(
                "an array of the minibatch",
                array,
                shape=(len(here), *source.shape[1:]),
                dtype=source.dtype,
                thought="Is there one entry for each row number, even for none, with "
                "the shape and dtype that it has in the memory?",
            )
            checks.equal(
                "an array of the minibatch",
                array,
                [source[number].tolist() for number in numbers],
                thought="In the order of `rows`, with repeats, and with row 0 after "
                "the last row?",
            )

    def memory(
        capacity: int, shape: tuple[int, ...], dtype: type, reward_dtype: type
    ) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[Any]]:
        observations = rng.normal(scale=40.0, size=(capacity, *shape)).astype(dtype)
        actions = rng.integers(-(2**60), 2**60, size=capacity)
        return observations, actions, rng.normal(size=capacity).astype(reward_dtype)

    for capacity in (1, 2, 7):
        for shape in ((3,), (), (2, 3, 2)):
            for dtype, reward_dtype in (
                (np.float32, np.float32),
                (np.float64, np.float64),
                (np.int8, np.int8),
                (np.float16, np.bool_),
                (np.int64, np.float64),
            ):
                stored = memory(capacity, shape, dtype, reward_dtype)
                for n in (0, 1, 20):
                    compare(*stored, rng.integers(capacity, size=n))
                compare(*stored, np.arange(capacity))
                compare(*stored, np.arange(capacity)[::-1])
                compare(*stored, np.full(3, capacity - 1))
    wide = memory(60, (4,), np.float64, np.float64)
    a, b, c = wide
    compare(a[::2], b[::2], c[::2], np.arange(30))
    compare(a[::-1], b[::-1], c[::-1], rng.integers(60, size=80)[::4])
    turned = np.asfortranarray(wide[0])
    compare(turned, *wide[1:], np.repeat(np.array([59, 0, 58]), 2))
    large = rng.integers(-(2**62), 2**62, size=(9, 2))  # beyond float64's 53 bits
    compare(large, large[:, 0], large[:, 1], rng.integers(9, size=12))
    compare(large > 0, large[:, 0], large[:, 1] > 0, rng.integers(9, size=12))
    long = memory(70_000, (), np.float64, np.float32)
    compare(*long, np.array([69_999, 65_535, 65_536, 255, 256, 32_767, 0]))
    again = memory(5, (2,), np.float32, np.float32)
    for _ in range(2):
        compare(*again, np.array([4, 0, 2]))
        for array, new in zip(
            again, memory(5, (2,), np.float32, np.float32), strict=True
        ):
            array[:] = new  # the memory goes on: new steps in the same rows
    pictures = rng.integers(0, 256, size=(300, 5, 4), dtype=np.uint8)
    compare(pictures, *memory(300, (), np.float32, np.float32)[1:], np.arange(250, 300))
    refuse_loops(minibatch)


# %% [markdown]
# ## Broadcasting: shapes that stretch
#
# What is an array of shape `(3, 4)` minus one of shape `(4,)`? NumPy writes the shapes below each other, *aligned at the right*. An axis
# that is missing, or has the length 1, is **stretched** to the other's length. If two lengths differ and neither is 1, it is an error.
#
# | left | right | result | |
# |---|---|---|---|
# | `(3, 4)` | `(4,)` | `(3, 4)` | a number for each column: means of features |
# | `(3, 4)` | `(3, 1)` | `(3, 4)` | a number for each row |
# | `(3, 4)` | `(3,)` | error | 4 and 3 do not fit |
# | `(3,)` | `(3, 1)` | `(3, 3)` | each with each: seldom what you meant |
#
# The last line is a costly bug in this field. Predictions of shape `(n,)` minus targets of shape `(n, 1)` give $n^2$ differences in place of
# $n$, and no error: each prediction is pulled towards *all* targets. **Predict** the shapes that the cell prints.


# %% tags=["demo", "nbval-check-output"]
def show_shapes(*shapes: tuple[int, ...]) -> None:
    """Print the shape of the sum of arrays of these shapes, or that there is none."""
    left = " + ".join(str(shape) for shape in shapes)
    try:
        print(f"{left:20} -> {np.broadcast_shapes(*shapes)}")
    except ValueError:
        print(f"{left:20} -> ValueError")


show_shapes((3, 4), (4,))
show_shapes((3, 4), (3,))
show_shapes((3, 4), (3, 1))
show_shapes((32,), (32, 1))
show_shapes((5, 1, 3), (4, 1))
assert (np.zeros(32) - np.zeros((32, 1))).shape == (32, 32)

# %% [markdown]
# (`array[:, None]` makes a column of shape `(n, 1)` out of shape `(n,)`; `keepdims=True` keeps a summed axis, with the length 1. Part 1.5
# is all about this.)
#
# Now real observations. The double pendulum of `Acrobot-v1` is pushed at random in about half of the steps; in the others, in the direction in
# which its lower half is swinging. Each observation has six features: the cosines and sines of two angles, which lie between -1 and 1, and two
# angular velocities in radians per second, which do not. The left panel shows twelve of the observations as they come, the middle one minus
# the mean of each feature, the right one standardised; the colours end at -5 and 5. **Predict**: which columns will stand out in the left
# panel, and which in the right one?


# %% tags=["demo"] alt="Three tables of twelve observations by six features. As they come, the velocities reach 5 and more in size, the cosines and sines at most 1. Minus the mean, each column is centred. Over the standard deviation, all columns are of like size."
def acrobot_observations(n_steps: int, rng: np.random.Generator) -> NDArray[Any]:
    """Return what a swinging agent sees, float32, shape ``[n_steps, 6]``."""
    env = gym.make("Acrobot-v1", max_episode_steps=n_steps + 1)
    observation, _ = env.reset(seed=int(rng.integers(2**31)))
    seen: list[NDArray[Any]] = []
    anything, coins = rng.integers(3, size=n_steps), rng.random(n_steps)
    for step in range(n_steps):
        seen.append(observation)
        along = 2 if observation[5] > 0 else 0
        action = int(anything[step]) if coins[step] < 0.5 else along
        observation, _, terminated, _, _ = env.step(action)
        if terminated:
            observation, _ = env.reset()
    env.close()
    return np.stack(seen)


FEATURES = ["cos 1", "sin 1", "cos 2", "sin 2", "vel. 1", "vel. 2"]
raw = acrobot_observations(400, np.random.default_rng(5))
centred = raw - raw.mean(axis=0)  # [400, 6] - [6]
scaled = centred / raw.std(axis=0)  # [400, 6] / [6]


def scales_figure() -> Figure:
    """Draw every 33rd observation: as it comes, centred, and standardised."""
    figure, panels = plt.subplots(
        1, 3, figsize=(11.0, 4.2), sharey=True, layout="constrained"
    )
    stages = {"raw": raw, "minus the mean": centred, "and over the deviation": scaled}
    for axes, (name, table) in zip(panels, stages.items(), strict=True):
        image = plots.heatmap(
            axes,
            table[20::33].round(1) + 0.0,  # no "-0.0"
            x_labels=FEATURES,
            colour_label="value" if table is scaled else "",
        )
        image.set_clim(-5, 5)
        axes.tick_params(axis="x", labelrotation=60)
        axes.set_title(name)
    panels[0].set_ylabel("observation")
    return figure


scales_figure()
plt.show()
for stage_name, stage in (("raw", raw), ("standardised", scaled)):
    print(f"standard deviations, {stage_name:12}", np.round(stage.std(axis=0), 2))
assert raw.std(axis=0)[4:].min() > raw.std(axis=0)[:4].max()
assert np.allclose(scaled.std(axis=0), 1.0, atol=1e-4)

# %% [markdown]
# What to see: in the raw table the velocities stand out. They do not matter more: they are only measured in another unit. After subtracting a
# mean and dividing by a standard deviation *for each column*, no feature stands out by its unit any more. Both steps stretch six numbers over
# four hundred rows, without a loop.

# %% [markdown]
# ## Exercise 4: standardise
#
# *Medium, about 8 minutes.* Return a batch of observations with each feature (column) standardised: minus its mean, over its standard deviation
# $s_j$, the one with $\frac1n$, as defined above. The result is `float64`, and computed in `float64` whatever the dtype of the
# observations. A feature that varies has standard deviation 1 afterwards, **however small its spread was**: do not round or clip, and add
# no small number to $s_j$.
#
# (You may rely on this: no value is larger than $10^{100}$ in size, and where a feature varies, $s_j$ is at least $10^{-100}$, and at least
# $10^{-12}$ times the largest absolute value of the feature. Anything smaller would drown in the rounding of floats.)
#
# A feature whose value is the **same in all rows** has no spread to divide by: its column becomes 0, exactly. So a single row gives only
# zeros.
#
# With `[[1, 7], [3, 7]]` the first column has mean 2 and standard deviation 1, the second never varies: the result is `[[-1, 0], [1, 0]]`.
#
# Beware of rounding: ten rows that all hold 0.1 have, in floats, the mean 0.09999999999999999 and the standard deviation 1e-17, which is
# not 0. So look at the values to see whether they are the same.
#
# <details><summary>Hint</summary>
#
# `observations.std(axis=0, dtype=np.float64)` computes in float64. `(observations == observations[0]).all(axis=0)` is true for each column
# in which all rows hold what the first one holds. What should the result be in these columns (`np.where`)? And by which number
# can you divide there without harm?
#
# </details>


# %% exercise="standardise" task=3
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1.

    Args:
        observations: One in each row, shape ``[n, n_features]``, of any real dtype, all
            finite; there is at least one row and one feature.

    Returns:
        The standardised batch, float64, shape ``[n, n_features]``; 0 in the columns
        whose values are all the same.
    """
    # BEGIN SOLUTION
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    spread = np.where(same, 1.0, x.std(axis=0))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / spread)
    # END SOLUTION


# %% test="standardise" points=1
def test_standardise() -> None:
    tenths = np.full((10, 2), 0.1)
    tenths[:, 0] = np.arange(10) % 2
    alternating = np.stack([np.tile([-1.0, 1.0], 5), np.zeros(10)], axis=1)
    for what, given, expected in (
        ("[[1, 7], [3, 7]]", np.array([[1, 7], [3, 7]]), [[-1.0, 0.0], [1.0, 0.0]]),
        ("a single row", np.array([[4.0, -2.0, 0.5]]), [[0.0, 0.0, 0.0]]),
        ("ten rows that end in 0.1", tenths, alternating),
        (
            "very small numbers",
            np.array([[1e-12], [3e-12]], dtype=np.float32),
            [[-1.0], [1.0]],
        ),
    ):
        with checks.unchanged(observations=given):
            result = checks.attempt(standardise, given)
        result = checks.array(
            f"the result for {what}",
            result,
            shape=np.shape(expected),
            dtype=np.float64,
            thought="As many rows and columns as came, in float64.",
        )
        checks.close(
            f"the result for {what}",
            result,
            expected,
            thought="Each column by its own mean and standard deviation, and 0 where "
            "all of its values are the same?",
        )
    refuse_loops(standardise)


# %% hidden="standardise" points=2
def hidden_standardise() -> None:
    def reference(column: list[float]) -> list[float]:
        if len(set(column)) == 1:
            return [0.0] * len(column)
        mean, spread = statistics.fmean(column), statistics.pstdev(column)
        return [(value - mean) / spread for value in column]

    def compare(observations: NDArray[Any]) -> None:
        with checks.unchanged(observations=observations):
            result = checks.attempt(standardise, observations)
        result = checks.array(
            "the result",
            result,
            shape=observations.shape,
            dtype=np.float64,
            thought="Is it float64, of the shape that came, for any dtype?",
        )
        columns = observations.astype(np.float64).T.tolist()
        flat = [len(set(column)) == 1 for column in columns]
        checks.equal(
            "whether a column without spread is 0",
            bool((result[:, flat] == 0).all()),
            True,
            thought="Is it 0, and not nearly 0, where all values are the same?",
        )
        checks.close(
            "the result",
            result,
            np.array([reference(column) for column in columns]).T,
            thought="Is each column standardised by its own mean and its standard "
            "deviation with 1/n, in float64, however small or large its numbers, "
            "and 0 where all of its values are the same?",
            rtol=1e-8,
            atol=1e-9,
        )

    rng = np.random.default_rng(24)
    for n in (1, 2, 10, 64):
        for n_features in (1, 4):
            batch = rng.normal(size=(n, n_features))
            compare(batch)
            compare(batch * 10.0 ** rng.integers(-60, 60, size=n_features))
            compare(batch * 1e-13)
            compare(batch + 1000.0)
            compare((batch + 1000.0).astype(np.float32))
            compare((1e-25 * batch).astype(np.float32))
            compare((3e30 * batch).astype(np.float32))
            compare(batch.astype(np.float16))
            compare(rng.integers(-128, 128, size=(n, n_features)).astype(np.int8))
            compare(rng.integers(0, 256, size=(n, n_features)).astype(np.uint8))
            compare(rng.integers(-(10**6), 10**6, size=(n, n_features)))
            compare(batch > 0.3)
            compare(batch[::-1])
            compare(np.asfortranarray(batch))
            compare(np.repeat(batch, 2, axis=0)[::2])
            compare(rng.normal(size=(n_features, n)).T)
            for constant in (0.1, 0.0, 3e8 + 0.1, -1e-30):
                partly = batch.copy()
                partly[:, rng.integers(n_features)] = constant
                compare(partly)
                compare(partly.astype(np.float32))
                compare(np.broadcast_to(np.float64(constant), (n, n_features)))
    rare = np.zeros((50, 3))
    rare[49, 0], rare[0, 1], rare[20, 2] = 1.0, -1e-9, 5.0  # varies in one row only
    compare(rare)
    square = rng.exponential(size=(4, 4)) * np.array([1.0, 2.0, 3.0, 400.0])
    compare(square)
    compare(rng.normal(size=(2000, 2)) * 1e-5)
    compare(rng.normal(size=(20, 3)) * np.array([1e-99, 1.0, 1e99]))
    compare(rng.normal(size=(60, 3)) + 1e5)
    compare(np.array([[1.0, 7.0], [1.0 + 2.0**-36, 7.0]]))  # the spread is 2.0 ** -37
    spike = np.zeros((900, 2))
    spike[[5, 700], [0, 1]] = [1.0, -3.0]  # thirty standard deviations from the rest
    compare(spike)
    compare(spike + np.array([4.0, 0.0]))
    compare(10**8 + rng.integers(0, 1000, size=(40, 3)))  # too fine for float32
    compare(rng.integers(2**40, 2**41, size=(7, 2), dtype=np.uint64))
    again = rng.normal(size=(5, 2))
    compare(again)
    again[:] = rng.normal(size=(5, 2))  # the same array, with new numbers
    compare(again)
    refuse_loops(standardise)


# %% [markdown]
# Mean 0 and standard deviation 1 for every feature, as the proof says; here on the four hundred observations of the pendulum:

# %% tags=["demo"]
with checks.demonstration():
    standardised = standardise(raw)
    print("means", np.abs(standardised.mean(axis=0)).max().round(12))
    print("standard deviations", standardised.std(axis=0))
    assert np.allclose(standardised.mean(axis=0), 0.0, atol=1e-12)
    assert np.allclose(standardised.std(axis=0), 1.0, atol=1e-12)

# %% [markdown]
# ## Random numbers that can be repeated
#
# Exploring needs chance, and research needs experiments that can be repeated. A **generator** gives both: it is a stream of random numbers
# that its seed determines. `np.random.default_rng(7)` begins the same stream on every run. Whoever is given a generator draws from it, and
# moves it on.
#
# **Predict**: which of the four lines that the next cell prints are equal?


# %% tags=["demo"]
def show_streams() -> None:
    """Draw from generators with the same seed, and hand one of them on."""
    first, second = np.random.default_rng(7), np.random.default_rng(7)
    draws = [first.integers(100, size=5), first.integers(100, size=5)]
    draws += [second.integers(100, size=5), second.integers(100, size=5)]
    for name, numbers in zip(
        ("first", "first again", "second", "second again"), draws, strict=True
    ):
        print(f"{name:12}", numbers)
    assert np.array_equal(draws[0], draws[2]) and np.array_equal(draws[1], draws[3])
    assert not np.array_equal(draws[0], draws[1])


show_streams()

# %% [markdown]
# What to see: lines 1 and 3 agree, and so do 2 and 4. The first generator's second draw differs from its first, since the stream moved on. A
# function that made its own generator from a fixed seed would give the *same* "random" choice at every call. One that used a global generator
# could be disturbed by any other code. So functions of this course **get** a generator, and draw from nothing else.
#
# Three tools are all that a batch of choices needs: `rng.random(n)` gives $n$ random numbers from $[0, 1)$, of which on average a share $p$
# lies below $p$; `rng.integers(m, size=n)` gives $n$ whole numbers from 0 to $m - 1$, all equally likely; and `np.where(mask, a, b)` takes the
# entry of `a` where the mask is true and that of `b` where it is false.

# %% [markdown]
# ## Exercise 5: a batch of epsilon-greedy choices
#
# *Medium, about 8 minutes.* Each row of `values` holds one agent's estimates of its actions. Choose an action for each row:
#
# - each row tosses **its own coin**: with probability `epsilon` it explores, independently of all other rows;
# - a row that explores draws **its own action**, again independently; all actions are equally likely, the greedy one included;
# - any other row takes the greedy action, the one with the largest value; if several share the largest value, the **first** of them. (Parts
#   4.3 and 4.4 show when it is better to draw among them.)
#
# With three actions and `epsilon` 0.3, the greedy action of a row comes with probability $0.7 + 0.1 = 0.8$, each of the others with
# $0.1$. Any way of drawing will do that gives these probabilities, independently in each row.
#
# Return the actions as an `int64` array, one for each row; there may be no rows. All random numbers come from `rng` itself, so that the same
# state of the generator gives the same actions, and each call moves it on, so that the next call chooses anew. Make no other generator, not
# even a copy, or one that is seeded from `rng`. (Where nothing depends on chance, with `epsilon` 0, a single action or no rows, you may draw or
# not.)
#
# <details><summary>Hint</summary>
#
# The pseudocode above has four lines, and so may your answer. `values.argmax(axis=1)` is the first; the section above has the rest.
#
# </details>


# %% exercise="epsilon_greedy" task=4
def epsilon_greedy(
    values: NDArray[Any], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose an action for each row: any with probability epsilon, else the greedy one.

    Args:
        values: Estimated values, shape ``[n_rows, n_actions]``, of any real dtype, all
            finite; whole numbers are below 2 ** 53 in size. There may be no rows, and
            there is at least one action.
        epsilon: Probability of exploring, in ``[0, 1]``; a float, or the int 0 or 1.
        rng: Where all random numbers come from.

    Returns:
        Actions, int64, shape ``[n_rows]``.

    Source:
        Sutton and Barto, section 2.2.
    """
    # BEGIN SOLUTION
    n_rows, n_actions = values.shape
    greedy = values.argmax(axis=1)
    explores = rng.random(n_rows) < epsilon
    anything = rng.integers(n_actions, size=n_rows)
    return np.where(explores, anything, greedy)
    # END SOLUTION


# %% test="epsilon_greedy" points=1
def test_epsilon_greedy() -> None:
    values = np.array([[1.0, 5.0, 2.0], [4.0, 3.0, 4.0], [-3.0, -2.0, -1.0]])
    with checks.unchanged(values=values):
        greedy = checks.attempt(epsilon_greedy, values, 0.0, np.random.default_rng(0))
    checks.array(
        "the actions",
        greedy,
        shape=(3,),
        dtype=np.int64,
        thought="One action for each row, int64.",
    )
    checks.equal(
        "the actions with epsilon 0",
        greedy,
        [1, 0, 2],
        thought="The column of the largest value of each row, the first of equals.",
    )
    many = np.tile([1.0, 5.0, 2.0], (6000, 1))
    for epsilon, expected in ((0.3, [0.1, 0.8, 0.1]), (1.0, [1 / 3, 1 / 3, 1 / 3])):
        chosen = checks.array(
            "the actions of 6000 rows",
            checks.attempt(epsilon_greedy, many, epsilon, np.random.default_rng(1)),
            shape=(6000,),
            dtype=np.int64,
            thought="One action for each row, int64.",
        )
        checks.close(
            f"the share of each action with epsilon {epsilon:g}",
            [float(np.mean(chosen == action)) for action in range(3)],
            expected,
            atol=0.035,
            thought="Does each row toss its own coin and draw its own action, out of "
            "all of them?",
        )
    refuse_loops(epsilon_greedy)


# %% hidden="epsilon_greedy" points=2
def hidden_epsilon_greedy() -> None:
    def choose(
        values: NDArray[Any], epsilon: float, rng: np.random.Generator
    ) -> NDArray[Any]:
        with checks.unchanged(values=values):
            chosen = checks.attempt(epsilon_greedy, values, epsilon, rng)
        actions = checks.array(
            "the actions",
            chosen,
            shape=(len(values),),
            dtype=np.int64,
            thought="Is it one int64 action for each row, even where there is none?",
        )
        checks.true(
            "actions that there are",
            bool(((actions >= 0) & (actions < values.shape[1])).all()),
            thought="Is each one the number of a column?",
        )
        return actions

    rng = np.random.default_rng(25)
    for shape in ((0, 4), (1, 1), (1, 6), (7, 1), (200, 5), (5, 200), (3, 3)):
        tables = [
            rng.normal(size=shape),
            rng.normal(size=shape).astype(np.float32),
            rng.integers(-2, 1, size=shape),  # ties
            rng.integers(0, 2, size=shape).astype(np.int8),
            rng.integers(0, 2, size=shape) * 1e-12,
            1e200 * rng.normal(size=shape),
            -rng.exponential(size=shape),
            rng.choice(np.array([-128, 0, 5, 127], dtype=np.int8), size=shape),
            rng.choice(np.array([0, 1, 128, 255], dtype=np.uint8), size=shape),
            rng.random(shape) < 0.4,
            rng.normal(size=shape[::-1]).T,
            np.repeat(rng.normal(size=shape), 2, axis=0)[::2],
            np.full(shape, -1.5),
        ]
        for table in tables:
            checks.equal(
                "the actions",
                choose(table, 0, rng),
                [row.index(max(row)) for row in table.tolist()],
                thought="With epsilon 0, is it the first of the largest values of each "
                "row, and nothing else?",
            )
        choose(tables[0], 0.5, rng)
    again = np.eye(3)
    for _ in range(2):
        actions = choose(again, 0.0, rng)
        first = "Is it the largest of the values that stand in the table at this call?"
        checks.equal("the actions", actions, again.argmax(axis=1), thought=first)
        again[:] = again[::-1].copy()  # the same array, with new numbers
    every_row = (
        "Has each row a coin of its own and a draw of its own, out of all actions, and "
        "the first of its largest values where it does not explore?"
    )
    for epsilon in (0.02, 0.25, 0.6, 1.0, 1):
        # Rows of two kinds, in turn, so that an answer which treats all alike is seen.
        rows = ([0.0, -1.0, 3.0, 3.0], [9.0, 1.0, 1.0, 9.0])
        chosen = choose(np.tile(rows, (20_000, 1)), epsilon, rng)
        for kind, greedy in enumerate((2, 0)):
            expected = np.full(4, epsilon / 4)
            expected[greedy] += 1 - epsilon
            shares = np.bincount(chosen[kind::2], minlength=4) / 20_000
            error = np.sqrt(expected * (1 - expected) / 20_000)
            near = np.abs(shares - expected) <= 5.5 * error
            checks.true("the shares", bool(near.all()), thought=every_row)
    wide = np.bincount(choose(np.zeros((6000, 300)), 1.0, rng), minlength=300)
    evenness = float(((wide - 20.0) ** 2 / 20).sum())  # 299 on average
    checks.true("the shares of 300 actions", 170 < evenness < 450, thought=every_row)
    for n_rows in (1, 2):  # with few rows, often none of them explores
        few = [(np.tile([0.0, 0.0, 3.0], (n_rows, 1)), 0.3, rng)] * 2000
        greedy_share = float(np.mean(np.stack(checks.each(epsilon_greedy, few)) == 2))
        checks.close(
            f"the share of greedy actions among {n_rows} rows",
            greedy_share,
            0.8,
            atol=0.05,
            rtol=0.0,
            thought="Does each row toss its coin whatever the others do, even alone?",
        )
    # A fine coin: one of 1000 sides would explore in 2 of 1000 rows.
    rows = np.tile(np.array([0, 1], dtype=np.int8), (500_000, 1))
    others = int((choose(rows, 0.00125, rng) == 0).sum())  # 312.5 on average
    checks.true("a small epsilon", 215 < others < 410, thought=every_row)
    # Many calls with few rows: no row explores more often than others, or with them.
    for n_rows, epsilon in ((2, 1.0), (3, 0.5), (9, 1.0), (40, 0.5), (40, 1.0)):
        table = np.tile([0.0, 0.0, 3.0], (n_rows, 1))
        calls = [(table, epsilon, rng)] * 1000
        chosen = np.stack(checks.each(epsilon_greedy, calls))  # [1000, n_rows]
        hits = chosen[:, :, None] == np.arange(3)  # [1000, n_rows, 3]
        share = np.full(3, epsilon / 3) + (1 - epsilon) * np.array([0.0, 0.0, 1.0])
        checks.close(
            "the shares of each row",
            hits.mean(axis=0),
            np.tile(share, (n_rows, 1)),
            atol=0.09,
            thought="Does each row toss anew at every call?",
        )
        spread = hits.sum(axis=1).var(axis=0) / (n_rows * share * (1 - share))
        checks.true(
            "independent rows",
            bool(((spread > 0.75) & (spread < 1.27)).all()),
            thought="Does each row decide for itself, so that how many explore is a "
            "matter of luck?",
        )
    checks.makes_no_generator(
        epsilon_greedy,
        thought="Does every random number come from the generator that is passed in?",
    )
    checks.draws_only_from_its_generator(
        lambda generator: checks.attempt(
            epsilon_greedy, np.zeros((200, 50)), 0.5, generator
        ),
        thought="Does every random number come from the generator that is passed in?",
    )
    refuse_loops(epsilon_greedy)


# %% [markdown]
# Does the formula for the probabilities hold? A hundred thousand rows with four actions each, of which the third is the greedy one:

# %% tags=["demo"]
with checks.demonstration():
    table = np.tile([0.1, 0.2, 0.9, 0.3], (100_000, 1))
    for shown_epsilon in (0.0, 0.1, 0.5, 1.0):
        picks = epsilon_greedy(table, shown_epsilon, np.random.default_rng(3))
        shares = np.bincount(picks, minlength=4) / len(picks)
        promised = np.full(4, shown_epsilon / 4)
        promised[2] += 1 - shown_epsilon
        print(f"epsilon {shown_epsilon}: shares {shares.round(3)}, formula {promised}")
        assert np.abs(shares - promised).max() < 0.01

# %% [markdown]
# ## Summary and outlook
#
# - Ask for **shapes** first. A reduction removes the axis that it runs along; broadcasting aligns shapes at the right, and stretches axes
#   that are missing or have length 1.
# - The **discounted return** is a dot product of rewards and powers of the discount. The quotient with powers, which looks as good, lost more
#   than a quarter of 10,000 returns at $\gamma = 0.9$, and all but the first at $\gamma = 0$.
# - **Masks** say which rows, **gathering** takes these rows in this order, and `values[np.arange(n), actions]` takes one cell of each row.
# - **Standardising** is two broadcasts, and a rule for features without spread.
# - A **generator** that is passed in makes chance repeatable: a coin and a draw for each row, and `np.where` between them.
#
# **Next**: Part 0.3 does the same with PyTorch's tensors, which also know their derivatives. The pieces of this part come back as parts of
# algorithms: the return in Part 4.5, epsilon-greedy in Parts 4.3 and 4.4, the minibatch in Part 5.2.
#
# **Further reading**: the NumPy documentation's pages "NumPy: the absolute basics for beginners", "Broadcasting" and "Random Generator"; the
# paper by Harris and others for an overview.
