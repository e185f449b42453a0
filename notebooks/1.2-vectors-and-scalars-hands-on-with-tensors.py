# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.2: Vectors and scalars: hands-on with tensors"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# In Part 1.1 a pole fell over, and all that we wrote down was one number: how long it stood. One number tells you *that* it fell. To see
# *why*, you need the whole record: the angle of the pole at each step, one number after the other. Such a row of numbers is a **vector**,
# and a single number is a **scalar**. Rewards of an episode, times, returns of many runs: most of what an agent leaves behind are vectors,
# and most of what we say about an agent is a scalar that sums up such a vector.
#
# This part is about handling them. Its question: two simple rules push the cart. One keeps the pole up for about a second, the other many
# times longer. What do their records look like, and can you see what the first one does wrong?
#
# **After this part you can**
#
# - make scalars and vectors, tell the shapes `()`, `(1,)` and `(n,)` apart, and fold a long vector into rows;
# - take out entries and slices, reverse a vector, and say which of these results share their numbers with the original;
# - compute sum, mean and standard deviation, and choose between the two kinds of standard deviation;
# - draw a vector as a line with units on both axes.
#
# **You need** Part 1.1 (what a tensor is, its shape, dtype and device). For one proof, expectation and variance (Part 0.5).
#
# **Time** about 25 minutes to read, 40 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 3.3, whose example 3.4 is our pole;
# Casella and Berger, *Statistical Inference* (2nd edition, 2002), section 5.2, for the two variances; Chan, Golub and LeVeque, *Algorithms
# for Computing the Sample Variance* (1983), for computing them well.

# %%
import math
import statistics
from typing import NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from rlcourse import checks, devices
from rlcourse.figures import controls, plots

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## Two rules, two records
#
# **Rule A** pushes the cart to the side to which the pole leans. **Rule B** looks at the lean *and* at how fast the pole is turning: it
# adds angle and angular velocity, and pushes to the side of that sum. Each push lasts 0.02 seconds. The episode ends when the pole leans
# more than 12 degrees, when the cart leaves its track, or after 500 steps.
#
# The next cell plays an episode and keeps the pole's angle, in radians: at the start, and after each step.


# %% tags=["demo"]
def recorded_angles(uses_velocity: bool, seed: int) -> torch.Tensor:
    """Play one episode of CartPole-v1 by rule A or B, and return the pole's angles.

    Args:
        uses_velocity: False for rule A, True for rule B.
        seed: Seed of the start.

    Returns:
        Angles in radians, at the start and after each step: shape ``[n_steps + 1]``,
        float32.
    """
    env = gym.make("CartPole-v1")
    observation, _ = env.reset(seed=seed)
    angles, done = [float(observation[2])], False
    while not done:
        lean = observation[2] + (observation[3] if uses_velocity else 0.0)
        observation, _, terminated, truncated, _ = env.step(int(lean > 0))
        angles.append(float(observation[2]))
        done = terminated or truncated
    env.close()
    return torch.tensor(angles)


falling = recorded_angles(uses_velocity=False, seed=0)
standing = recorded_angles(uses_velocity=True, seed=1)
for rule, record in (("A", falling), ("B", standing)):
    n_steps = len(record) - 1
    print(
        f"rule {rule}: {n_steps} steps, {0.02 * n_steps:.2f} s; first angles", end=" "
    )
    print(" ".join(f"{angle:+.3f}" for angle in record[:5].tolist()))
assert 15 < len(falling) < 80 and len(standing) > 200

# %% [markdown]
# Rule A is over in about a second, and rule B goes on for several. Their first five angles do not show why. By the end of this part you
# will have drawn both records, and then the mistake is plain to see.

# %% [markdown]
# ## Scalars and vectors
#
# A **vector** of length $n$ is $n$ numbers in a fixed order,
#
# $$x = (x_0, x_1, \dots, x_{n-1}),$$
#
# counted from 0, as Python does. As a tensor it has one axis and the shape `(n,)`. A **scalar** is a single number; as a tensor it has
# **no axis** and the shape `()`. Between them stands the vector of length one, shape `(1,)`, which looks like a scalar but is not one: a
# list with one item is not the item.
#
# **Predict, then run.** Which shape does each of these have?
#
# ```python
# A: torch.tensor(0.02)          D: torch.zeros(4)              G: torch.arange(6.0)[2:5]
# B: torch.tensor([0.02])        E: torch.arange(6.0)           H: torch.arange(6.0).sum()
# C: torch.tensor([])            F: torch.arange(6.0)[2]        I: torch.arange(6.0).reshape(2, 3)
# ```


# %% tags=["demo", "nbval-check-output"]
def show_shapes() -> None:
    """Print the shapes of the expressions A to I, and what is in them."""
    for name, x in {
        "A": torch.tensor(0.02),
        "B": torch.tensor([0.02]),
        "C": torch.tensor([]),
        "D": torch.zeros(4),
        "E": torch.arange(6.0),
        "F": torch.arange(6.0)[2],
        "G": torch.arange(6.0)[2:5],
        "H": torch.arange(6.0).sum(),
        "I": torch.arange(6.0).reshape(2, 3),
    }.items():
        numbers = " ".join(f"{number:g}" for number in x.flatten().tolist())
        print(f"{name}: shape {tuple(x.shape)!s:6}  numbers {numbers}")


show_shapes()
try:
    print(len(torch.tensor(0.02)))
    raise AssertionError("a scalar has no length")
except TypeError as error:
    print("len of a scalar:", error)

# %% [markdown]
# What to see: an index takes an axis away (F), a slice keeps it (G), and a sum over all entries ends in a scalar (H). A scalar has no
# length at all. `.item()` takes the number out of a scalar, as a plain Python number.
#
# ### A trap when you count in fractions
#
# `torch.arange(start, stop, step)` makes evenly spaced numbers, `stop` excluded. With integers it does what you think. With fractions,
# PyTorch divides `stop - start` by `step` and rounds up to find the number of entries, so a rounding error in the last digit of that
# quotient decides whether `stop` itself slips in. How many entries should `torch.arange(0, n * 0.02, 0.02)` have?


# %% tags=["demo", "nbval-check-output"]
surprises = [n for n in range(1, 61) if len(torch.arange(0, n * 0.02, 0.02)) != n]
print("n where the vector does not have n entries:", surprises)
print("n = 7 gives", len(torch.arange(0, 7 * 0.02, 0.02)), "entries")
assert 7 in surprises
assert all(len(torch.arange(n) * 0.02) == n for n in range(1, 61))

# %% [markdown]
# For most $n$ it works, which is the nasty part. The cure is to count in integers and to multiply afterwards: the cell asserts that this
# always has $n$ entries.

# %% [markdown]
# ## Who shares numbers with whom
#
# A tensor is a strip of numbers in memory, with a note that says how to read it: where to begin, how many numbers to take, and how far it
# is from one to the next. Slicing and reshaping usually write a new note for the same strip. Such a result is a **view**: nothing is
# copied, which makes it fast, and whoever writes into it writes into the original.
#
# **Predict, then run.** We take four things out of `x`, and then change one entry of `x`. Which of the four see the change?


# %% tags=["demo", "nbval-check-output"]
x = torch.arange(6.0)
relatives = {
    "x[:3]": x[:3],
    "x.reshape(2, 3)": x.reshape(2, 3),
    "x.flip(0)": x.flip(0),
    "x[:3].clone()": x[:3].clone(),
}
x[0] = 99.0
for expression, relative in relatives.items():
    print(f"{expression:16} {relative.tolist()}")
assert [bool((one == 99).any()) for one in relatives.values()] == [1, 1, 0, 0]
try:
    print(x[::-1])
    raise AssertionError("PyTorch must refuse a negative step")
except ValueError as error:
    print("x[::-1]:", error)

# %% [markdown]
# `flip` and `clone` copy. The slice and the reshaped tensor are views. So a function that is given a tensor must not write into a slice of
# it: the caller would see it. And where Python's lists are reversed by `[::-1]`, PyTorch refuses: its notes cannot say "backwards". Use
# `flip` instead, which copies.

# %% [markdown]
# ## Indices and slices
#
# `x[k]` is the entry with number $k$; negative numbers count from the end, so `x[-1]` is the last. `x[start:stop:step]` takes every
# `step`-th entry from `start` on, and stops **before** `stop`. Leave one out, and it means "from the start", "to the end", "each".
#
# Two things matter more than they seem. First, an index that does not exist is an error, but a slice **never** complains about its start and
# stop: it takes what is there, perhaps nothing. Second, a negative start or stop counts from the end, also where you computed it and did not
# mean that. If you write `x[k - 3 : k]` for "the three before `k`", then `k = 1` makes it `x[-2:1]`, which starts at the last but one.
#
# Move the sliders. Before each move, say which boxes will be filled. (Without sliders you see `x[2:-1:2]`.) Can you find a start and a stop
# that take nothing? Can you take the first three entries with a negative stop? What does a start of -20 do?


# %% tags=["demo"] alt="A row of eight boxes with the numbers 10 to 17; above them the indices 0 to 7, below them -8 to -1. For the slice 2:-1:2 the boxes with 12, 14 and 16 are filled."
def slice_figure(start: int, stop: int, step: int) -> Figure:
    """Draw a vector of eight entries, and mark those that a slice takes."""
    vector = torch.arange(10, 18)
    taken = vector[start:stop:step].tolist()
    figure, axes = plt.subplots(figsize=(7, 1.9))
    for index, value in enumerate(vector.tolist()):
        colour, hatch = (plots.PALETTE[4], "///") if value in taken else ("white", "")
        box = Rectangle((index, 0), 1, 1, ec="black", facecolor=colour, hatch=hatch)
        axes.add_patch(box)
        middle = index + 0.5
        frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        axes.text(middle, 0.5, f"{value}", ha="center", va="center", bbox=frame)
        axes.text(middle, 1.25, f"{index}", ha="center", va="center", color="0.35")
        axes.text(middle, -0.25, f"{index - 8}", ha="center", va="center", color="0.35")
    axes.text(-0.1, 1.25, "index", ha="right", va="center", color="0.35")
    axes.text(-0.1, -0.25, "or", ha="right", va="center", color="0.35")
    axes.set(xlim=(-0.9, 8.1), ylim=(-0.5, 1.5))
    axes.axis("off")
    axes.set_title(f"x[{start}:{stop}:{step}] is {taken}")
    return figure


controls.interactive_figure(
    slice_figure,
    start=controls.slider(-20, 20, 1, 2, "start"),
    stop=controls.slider(-20, 20, 1, -1, "stop"),
    step=controls.slider(1, 4, 1, 2, "step"),
)

# %% [markdown]
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $x$ | a vector | `x` | `(n,)` | any |
# | $x_k$ | its entry number $k$ | `x[k]` | `()` | that of `x` |
# | $\Delta t$ | length of a step, in seconds | `seconds_per_step` | `()` or a plain number | `float32` |
# | $t_k = k\,\Delta t$ | time of step $k$ | `times[k]` | `()` | `float32` |
# | $\bar x$ | mean | `mean` | `()` or a plain number | `float64` in Exercise 4 |
# | $\sigma_n$, $s$ | the two standard deviations | `population_sd`, `sample_sd` | as $\bar x$ | as $\bar x$ |

# %% [markdown]
# ## Exercise 1: a clock
#
# *Easy, about 5 minutes.* A simulator counts steps, and people think in seconds. Make the two tensors that turn steps into seconds, and
# return them as a tuple:
#
# - $\Delta t$, the length of a step, as a **scalar**: shape `()`;
# - the times $t_k = k \, \Delta t$ for $k = 0, 1, \dots, n - 1$, as a **vector** of shape `(n,)`.
#
# Both are `float32` and on the CPU, even if the length of a step is an integer. For $n = 0$ the vector is empty. All numbers are right to
# six digits, whether a step lasts nanoseconds or weeks, and also after a hundred thousand steps. Each call makes new tensors: writing into
# them does not change the result of another call.
#
# `clock(3, 0.02)` is a pair of the scalar 0.02 and the vector `[0.00, 0.02, 0.04]`.
#
# <details><summary>Hint</summary>
#
# Which dtype has `torch.tensor(2)`, and which has `torch.arange(3) * 2`? And how did you count without the trap above?
#
# </details>


# %% exercise="clock" task=1
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the length of a step, and the time of each step, in seconds.

    Args:
        n_steps: Number of steps, at least 0.
        seconds_per_step: Length of a step, above 0, whole or not.

    Returns:
        The length of a step, shape ``()``, and the times ``k * seconds_per_step``,
        shape ``[n_steps]``, both float32 on the CPU.
    """
    # BEGIN SOLUTION
    step = torch.tensor(seconds_per_step, dtype=torch.float32)
    return step, torch.arange(n_steps) * step
    # END SOLUTION


# %% test="clock" points=1
def test_clock() -> None:
    for n, seconds in ((3, 0.02), (7, 0.02), (4, 2), (0, 2), (1, 3), (9, 1 / 240)):
        call = f"clock({n}, {seconds})"
        thought = "Return two things, in a tuple: the scalar, then the vector."
        pair = checks.instance(
            call, checks.attempt(clock, n, seconds), tuple, thought=thought
        )
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        step = checks.tensor(
            f"the length of a step of {call}",
            pair[0],
            shape=(),
            dtype=torch.float32,
            thought="A scalar has no axis. And is it float32 for whole numbers, too?",
        )
        checks.close("the length of a step", step, seconds, thought="In seconds.")
        times = checks.tensor(
            f"the times of {call}",
            pair[1],
            shape=(n,),
            dtype=torch.float32,
            thought="float32, and as many times as steps: did one more slip in?",
        )
        checks.close(
            f"the times of {call}",
            times,
            np.array([k * seconds for k in range(n)], dtype=float),
            thought="The first time is 0; each is k times the length of a step.",
        )


# %% hidden="clock" points=2
def hidden_clock() -> None:
    def compare(n: int, seconds: float) -> None:
        pair = checks.attempt(clock, n, seconds)
        thought = "Is it a pair in a tuple: the scalar, then the vector?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        step = checks.tensor(
            "the length of a step",
            pair[0],
            shape=(),
            dtype=torch.float32,
            thought="Is it a scalar in float32, for whole numbers too?",
        )
        times = checks.tensor(
            "the times",
            pair[1],
            shape=(n,),
            dtype=torch.float32,
            thought="Are there exactly as many times as steps, in float32, for any n?",
        )
        for one in (step, times):
            checks.equal("the device", one.device.type, "cpu", thought="On the CPU?")
        checks.close(
            "the length of a step",
            step,
            seconds,
            thought="Is the scalar the length of a step, whatever its size?",
            rtol=5e-6,
            atol=0.0,
        )
        checks.close(
            "the times",
            times,
            np.arange(n, dtype=np.float64) * seconds,
            thought="Is each time right to six digits: the first ones and the last?",
            rtol=5e-6,
            atol=0.0,
        )

    for n in (0, 1, 2, 3, 7, 14, 57, 1000):
        for seconds in (0.02, 0.0201, 0.1, 1 / 3, 1, 5, 2.5, 3e-7, 2e-9, 4e6, 30_000):
            compare(n, seconds)
    for seconds in (0.02, 0.1, 1, 7e-4, 600_000):
        compare(100_001, seconds)
    for n, seconds in ((5, 0.02), (4, 3), (1, 0.5)):
        earlier, later = checks.each(clock, [(n, seconds), (n, 2 * seconds)])
        for one in later:
            one.fill_(-1.0)  # somebody writes into a result
        expected = [seconds, *(k * seconds for k in range(n))]
        checks.close(
            "an earlier result",
            [earlier[0].item(), *earlier[1].tolist()],
            expected,
            thought="Does each call make new tensors, the scalar too?",
        )
        compare(n, 2 * seconds)
    rng = np.random.default_rng(12)
    for _ in range(20):
        compare(int(rng.integers(1, 400)), float(rng.uniform(0.001, 3.0)))


# %% [markdown]
# ## Exercise 2: fold a log into rows
#
# *Easy, about 5 minutes.* Many logs write one observation after the other into one long vector: four numbers of the first step, four of
# the second, and so on. An agent wants a table with one row for each observation. Think of the shape first: with $m$ numbers in the log
# and $n$ in an observation, how many rows are there?
#
# `in_rows(torch.arange(6.0), 3)` is `[[0, 1, 2], [3, 4, 5]]`: the numbers keep their order, row after row. Dtype and device stay as they are,
# and it works on `meta` too, the device without numbers (Part 1.1). An empty log has no rows: shape `(0, n)`. The log stays as it is;
# whether your table is a view of it or a copy is up to you.
#
# If the log's length is not a multiple of $n$, something was lost on the way. Do not guess: raise a `ValueError` whose message holds the
# log's length and $n$.
#
# <details><summary>Hint</summary>
#
# `reshape` takes the number of rows and the number of columns. If you divide, use `//`: shapes are whole numbers. And `%` tells what is
# left over.
#
# </details>


# %% exercise="in_rows" task=1
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    """Fold a long vector into a table, one observation in each row.

    Args:
        log: The numbers of all observations, one observation after the other: shape
            ``[n_rows * n_entries]``, any dtype, on any device; perhaps empty.
        n_entries: Numbers in one observation, at least 1.

    Returns:
        Table of shape ``[n_rows, n_entries]``, dtype and device of ``log``.

    Raises:
        ValueError: The length is not a multiple of ``n_entries``; the message holds
            both.
    """
    # BEGIN SOLUTION
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.reshape(len(log) // n_entries, n_entries)
    # END SOLUTION


# %% test="in_rows" points=1
def test_in_rows() -> None:
    for log, n in (
        (torch.arange(6.0), 3),
        (torch.arange(8), 2),
        (torch.arange(12)[::3], 4),
        (torch.ones(2, dtype=torch.bfloat16), 1),
    ):
        with checks.unchanged(log=log):
            rows = checks.attempt(in_rows, log, n)
        rows = checks.tensor(
            f"{len(log)} numbers in rows of {n}",
            rows,
            shape=(len(log) // n, n),
            dtype=log.dtype,
            thought="Rows first, then columns. Only the shape changes, not the dtype.",
        )
        checks.equal(
            f"{len(log)} numbers in rows of {n}",
            rows,
            [log[i : i + n].tolist() for i in range(0, len(log), n)],
            thought="The first row holds the first numbers of the log.",
        )
    checks.tensor(
        "an empty log in rows of 4",
        checks.attempt(in_rows, torch.zeros(0), 4),
        shape=(0, 4),
        thought="No rows, and each of them would have four entries.",
    )
    for length, n in ((8, 3), (2, 5)):
        checks.raises(
            ValueError,
            lambda length=length, n=n: in_rows(torch.zeros(length), n),
            mentions=[str(length), str(n)],
            thought="These numbers do not fill rows: two are left over.",
        )


# %% hidden="in_rows" points=2
def hidden_in_rows() -> None:
    def compare(log: torch.Tensor, n: int) -> None:
        with checks.unchanged(log=log):
            rows = checks.attempt(in_rows, log, n)
        rows = checks.tensor(
            "the table",
            rows,
            shape=(len(log) // n, n),
            dtype=log.dtype,
            thought="Are shape and dtype right, for every dtype and an empty log too?",
        )
        checks.equal(
            "where the table lies",
            rows.device.type,
            log.device.type,
            thought="Does the table lie where the log does?",
        )
        if log.device.type != "meta" and len(log) > 0:
            numbers = log.tolist()
            checks.equal(
                "the table",
                rows,
                [numbers[n * i : n * (i + 1)] for i in range(len(log) // n)],
                thought="Do all numbers keep their order, row after row?",
            )

    rng = np.random.default_rng(13)
    kinds = (torch.float32, torch.int64, torch.bool, torch.bfloat16, torch.complex64)
    for n_rows, n in ((0, 1), (0, 5), (1, 1), (1, 4), (6, 1), (2, 5), (5, 5), (3, 4)):
        for dtype in kinds:
            log = torch.tensor(rng.integers(0, 99, size=n_rows * n)).to(dtype)
            for place in ("cpu", "meta", device):
                compare(log.to(place), n)
    for n_rows, n in ((2, 3), (300, 4), (7, 7)):
        wide = torch.tensor(rng.normal(size=2 * n_rows * n))  # float64
        compare(wide[::2], n)
        compare(wide[1::2], n)
        compare(wide[n_rows * n :], n)
    compare(torch.tensor([2**53 + 1, -7, 2**62, 3]), 2)  # more digits than a float has
    compare(torch.tensor([0.5]).expand(6), 3)
    compare(torch.tensor([math.nan, math.inf, -0.0, 1.0])[1:3], 1)
    compare(torch.arange(40_000, dtype=torch.int32), 4)
    compare(torch.tensor([1 + 2j, -3j, 4.0, 0.5 - 1j]), 2)
    for dtype in (torch.float64, torch.float16, torch.int8, torch.uint8):
        compare(torch.tensor(rng.integers(0, 99, size=6)).to(dtype), 3)
    log = torch.tensor(rng.normal(size=12))
    compare(log, 4)
    log.neg_()  # the caller's log has other numbers now
    compare(log, 4)
    lengths = ((5, 2), (7, 3), (1, 2), (10, 4), (3, 100), (11, 10), (401, 4))
    for length, n in (*lengths, (1_234_567, 1000)):
        for place in ("cpu", "meta"):
            log = torch.ones(length, device=place)
            thought = (
                "Is every log refused that leaves numbers over, a short one too, and "
                "does the message hold both numbers, long ones too?"
            )
            with checks.unchanged(log=log):
                text = checks.raises(
                    ValueError, lambda log=log, n=n: in_rows(log, n), thought=thought
                )
            for number in (length, n):
                checks.true(
                    "the message of the error",
                    checks.says(text, f"{number}") or checks.says(text, f"{number:,}"),
                    thought=thought,
                )


# %% [markdown]
# ## Exercise 3: look back
#
# *Medium, about 10 minutes.* The pole has just fallen, at step $t$. What happened before? Return the $n$ entries of a record that end
# with $x_t$, **newest first**:
#
# $$(x_t,\; x_{t-1},\; \dots,\; x_{t-n+1}).$$
#
# - Near the beginning there are fewer than $n$ such entries: return those that there are, down to $x_0$. For $n = 0$ return an empty vector.
# - If $t$ is negative, or at least the length of $x$, there is no step $t$, whatever $n$ is: raise a `ValueError` whose message holds
#   $t$ and the length. (Counting from the end is not meant here.)
# - Dtype and device are those of `x`, for an empty result too, and it works on `meta`. Your function does not write into `x`; whether its
#   result is a view or a copy is up to you.
#
# With `x = torch.tensor([10, 13, 12, 14, 11])`, `look_back(x, 3, 2)` is `[14, 12]`, and `look_back(x, 1, 4)` is `[13, 10]`.
#
# Agents do this all the time: Part 8.5 shows its network the last few pictures of a game, and a return is summed from the end of an episode
# to its beginning.
#
# <details><summary>Hint</summary>
#
# First the slice, oldest first; then `flip(0)`. Which start does the slice have for $t = 1$ and $n = 4$, and what does Python make of such
# a start?
#
# </details>


# %% exercise="look_back" task=2
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    """Return the last entries of a record up to one step, newest first.

    Args:
        x: The record: shape ``[length]``, any dtype, on any device; perhaps empty.
        t: The step to look back from.
        n: How many entries to return at most, at least 0.

    Returns:
        ``x[t], x[t - 1], ...``: shape ``[min(n, t + 1)]``, dtype and device of ``x``.

    Raises:
        ValueError: ``t`` is negative, or at least the length; the message holds both.
    """
    # BEGIN SOLUTION
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)
    # END SOLUTION


# %% test="look_back" points=1
def test_look_back() -> None:
    x = torch.tensor([10, 13, 12, 14, 11])
    for t, n, expected, thought in (
        (3, 2, [14, 12], "From step 3 backwards, step 3 included."),
        (4, 5, [11, 14, 12, 13, 10], "The whole record, reversed."),
        (1, 4, [13, 10], "There are only two. Where does your slice start?"),
        (0, 1, [10], "A vector of one entry, shape (1,)."),
        (2, 0, [], "None is asked for: an empty vector."),
    ):
        with checks.unchanged(x=x):
            found = checks.attempt(look_back, x, t, n)
        what = f"look_back(x, {t}, {n}) with x = {x.tolist()}"
        checks.tensor(
            what, found, shape=(len(expected),), dtype=torch.int64, thought=thought
        )
        checks.equal(what, found, expected, thought=thought)
    for t, n in ((5, 2), (-1, 2), (8, 2), (-6, 0)):
        checks.raises(
            ValueError,
            lambda t=t, n=n: look_back(x, t, n),
            mentions=[str(t), "5"],
            thought="A slice never complains: ask whether there is a step t.",
        )


# %% hidden="look_back" points=2
def hidden_look_back() -> None:
    def compare(x: torch.Tensor, t: int, n: int) -> None:
        with checks.unchanged(x=x):
            found = checks.attempt(look_back, x, t, n)
        found = checks.tensor(
            "the entries",
            found,
            shape=(min(n, t + 1),),
            dtype=x.dtype,
            thought="Are there as many as there can be, and is the dtype that of x?",
        )
        checks.equal(
            "where the entries lie",
            found.device.type,
            x.device.type,
            thought="Does the result lie where x does, an empty one too?",
        )
        if x.device.type != "meta":
            numbers = x.tolist()
            checks.equal(
                "the entries",
                found.tolist(),
                [numbers[t - i] for i in range(min(n, t + 1))],
                thought="Are they x[t], x[t - 1], and so on, for every t and n?",
            )

    rng = np.random.default_rng(14)
    for length in (1, 5, 13):
        x = torch.tensor(rng.normal(size=length), dtype=torch.float32)
        for t in range(length):
            for n in (0, 1, 2, 5, 6, 15, 50):
                compare(x, t, n)
    wide = devices.widest_float(device)
    for dtype in (torch.int64, wide, torch.bool, torch.bfloat16, torch.uint8):
        x = torch.tensor(rng.integers(0, 200, size=9)).to(dtype)
        for t, n in ((8, 3), (0, 4), (4, 5), (4, 4), (6, 0), (8, 4000)):
            compare(x.to(device), t, n)
        for t, n in ((8, 3), (0, 4), (6, 0)):
            compare(x.to("meta"), t, n)
    many = torch.tensor(rng.normal(size=3000))
    near = [(t, n) for t in (0, 1, 5) for n in (t + 2, t + 3, 2990, 3000, 3002, 5000)]
    for t, n in (*near, (2999, 3000), (1500, 20), (19, 20), (18, 20)):
        compare(many, t, n)
    compare(many[::3], 7, 5)
    compare(many[100:], 7, 5)
    compare(torch.tensor([3, 3, 1, 3]), 3, 3)
    compare(torch.tensor([2**53 + 1, 2**62 + 1, -1]), 2, 3)
    for dtype in (torch.float16, torch.int8, torch.complex64):
        compare(torch.tensor([3, 5, 4]).to(dtype), 2, 2)
    compare(torch.tensor([1 + 2j, -3j, 4.0]), 1, 2)
    compare(many, 2000, 4)
    many.neg_()  # the caller's record has other numbers now
    compare(many, 2000, 4)
    for length in (0, 1, 4, 30):
        for t in sorted({-1, -2, -length, -length - 1, length, length + 70}):
            for n in (0, 3):
                x = torch.ones(length)
                thought = (
                    "Is every t refused that is no step, for any n, in an empty "
                    "record too, and does the message hold t and the length?"
                )
                with checks.unchanged(x=x):
                    text = checks.raises(
                        ValueError,
                        lambda x=x, t=t, n=n: look_back(x, t, n),
                        thought=thought,
                    )
                for number in (t, length):
                    told = checks.says(text, f"{number}")
                    checks.true("the message of the error", told, thought=thought)


# %% [markdown]
# What happened to rule A in its last tenth of a second? Here are its last six angles, newest first, by your own function.


# %% tags=["demo"]
def show_end() -> None:
    """Print the last six angles of rule A's episode in degrees, newest first."""
    last = torch.rad2deg(look_back(falling, len(falling) - 1, 6))
    print("newest first, in degrees:", " ".join(f"{a:+.1f}" for a in last.tolist()))
    assert abs(last[0]) > 12 and (last.abs().diff() < 0).all()


with checks.demonstration():
    show_end()

# %% [markdown]
# Read it from right to left, as time goes: at each step the pole is further from upright, until it passes 12 degrees and the episode is
# over.

# %% [markdown]
# ## Sum, mean and spread
#
# A vector's sum, mean and spread describe it in a few numbers. The sum you know. The **mean** is
#
# $$\bar x = \frac1n \sum_{i=0}^{n-1} x_i .$$
#
# And how far do the entries lie from their mean? Take the deviations $x_i - \bar x$. Their plain mean is zero, always, since those above and
# those below cancel. So square them first, take the mean, and undo the square by a root. That is the **standard deviation**, and it comes in
# two kinds:
#
# $$\sigma_n = \sqrt{\frac1n \sum_{i=0}^{n-1} (x_i - \bar x)^2}, \qquad
# s = \sqrt{\frac1{n-1} \sum_{i=0}^{n-1} (x_i - \bar x)^2} .$$
#
# - $\sigma_n$, the **population** standard deviation, is for numbers that are all there are: the spread of *these* rewards.
# - $s$, the **sample** standard deviation, is for a few numbers that stand for many more: the returns of ten episodes, of an agent that
#   could play thousands. It needs $n \ge 2$: a single number says nothing about how far such numbers lie apart.
#
# The squares $\sigma_n^2$ and $s^2$ are called **variances**. As an algorithm:
#
# ```text
# Mean and spread in two passes
# 1  total ← the sum of all x;  mean ← total / n
# 2  d ← x - mean, entry by entry
# 3  q ← the sum of the squares of d
# 4  population sd ← root of q / n;  sample sd ← root of q / (n - 1)
# ```
#
# ### Why $n - 1$?
#
# **Lemma.** Let $X_0, \dots, X_{n-1}$ be drawn independently from one distribution with mean $\mu$ and variance $\sigma^2$. Then
#
# $$\mathbb{E} \Bigl[ \sum_i (X_i - \bar X)^2 \Bigr] = (n - 1)\, \sigma^2 .$$
#
# *Proof.* Write $X_i - \bar X = (X_i - \mu) - (\bar X - \mu)$, square, and sum over $i$. The mixed terms are
# $-2 (\bar X - \mu) \sum_i (X_i - \mu) = -2 n (\bar X - \mu)^2$. So
#
# $$\sum_i (X_i - \bar X)^2 = \sum_i (X_i - \mu)^2 - n (\bar X - \mu)^2 .$$
#
# The first sum has the expectation $n \sigma^2$, by the definition of variance. In the second, $\bar X - \mu$ is the sum of $n$ independent
# deviations, each divided by $n$. Variances of independent numbers add up, so its square has the expectation
# $n \cdot \sigma^2 / n^2 = \sigma^2 / n$. Together: $n \sigma^2 - n \cdot \sigma^2 / n = (n - 1) \sigma^2$. $\blacksquare$
#
# In words: the mean of a sample lies closer to the sample than the true mean does, since it was made from it. So the deviations come out too
# small on average, and dividing by $n - 1$ repairs exactly that. Let us not take that on trust, but count. A die has the variance
# $\tfrac{35}{12}$. For two throws there are 36 equally likely samples, for six throws 46,656. We compute both variances of *every* one of them,
# and take the mean.


# %% tags=["demo", "nbval-check-output"] alt="Mean of both variances over all samples of a die, divided by the true variance, against the number of throws from 2 to 6: the sample variance lies at 1 throughout, the population variance climbs from 0.5 to 0.83."
def mean_variances(n: int) -> tuple[float, float]:
    """Return the means of both variances over all samples of ``n`` throws of a die."""
    faces = torch.arange(1, 7, dtype=torch.float64)
    samples = torch.cartesian_prod(*[faces] * n)  # [6 ** n, n]
    population, sample = (samples.var(dim=1, correction=c).mean() for c in (0, 1))
    return population.item(), sample.item()


def variances_figure(ratios: dict[int, tuple[float, float]]) -> Figure:
    """Draw both mean variances, over the true one, against the number of throws."""
    figure, axes = plt.subplots(figsize=(6, 3.2))
    axes.axhline(1.0, color="grey", linewidth=1, label="the true variance")
    names = ("divided by n (population)", "divided by n - 1 (sample)")
    for name, values, marker in zip(
        names, zip(*ratios.values(), strict=True), "os", strict=True
    ):
        axes.plot(list(ratios), values, marker=marker, label=name)
    axes.set(xlabel="throws in a sample, n", ylabel="mean variance / true variance")
    axes.set(ylim=(0.4, 1.1), xticks=list(ratios))
    axes.legend(loc="lower right")
    return figure


die_ratios = {
    n: (mean_variances(n)[0] * 12 / 35, mean_variances(n)[1] * 12 / 35)
    for n in range(2, 7)
}
for n, (by_n, by_n_less_1) in die_ratios.items():
    print(f"n = {n}: divided by n {by_n:.4f}, divided by n - 1 {by_n_less_1:.4f}")
    assert abs(by_n - (n - 1) / n) < 1e-9 and abs(by_n_less_1 - 1) < 1e-9
variances_figure(die_ratios)
plt.show()

# %% [markdown]
# What to see: with two throws, dividing by $n$ finds half of the true variance on average; with six still only five sixths. Dividing by
# $n - 1$ is right for every $n$. In reinforcement learning $n$ is often five, the number of runs that somebody could afford, and the
# difference is no detail. (The lemma is about variances. Their roots, the standard deviations, are still a little too small on average.)
#
# A trap to remember: PyTorch's `x.std()` divides by $n - 1$, and NumPy's `np.std(x)` by $n$. Both let you choose: `x.std(correction=0)` divides
# by $n$, `np.std(x, ddof=1)` by $n - 1$.

# %% [markdown]
# ## Exercise 4: sum up
#
# *Medium, about 10 minutes.* Return the sum, the mean and both standard deviations of a vector in a `Summary`, as plain numbers of
# Python or NumPy (no tensors, no arrays).
#
# - The vector may hold floats, integers or booleans, where `True` counts as 1. PyTorch refuses to take the mean of integers and booleans, the
#   sums of 16-bit floats soon overflow, and so do those of huge integers. So first turn it into `float64`: `x.double()`.
# - All four are right to nine digits, also where the entries lie close together and far from zero: 1,000,000, 1,000,001 and
#   1,000,003, for example. The shortcut "mean of the squares less square of the mean" loses digits there, since it subtracts two huge numbers
#   that are nearly equal.
# - For a single entry, the population standard deviation is 0 and the sample standard deviation does not exist: return `math.nan`.
# - The vector stays as it is. Mind that `x.double()` is `x` itself where `x` is `float64` already.
#
# For `torch.tensor([1, 2, 3, 4])`, the sum is 10 and the mean 2.5. The deviations are $-1.5, -0.5, 0.5, 1.5$, and their squares sum to 5. So
# the population standard deviation is $\sqrt{5/4} \approx 1.118$, and that of a sample $\sqrt{5/3} \approx 1.291$.
#
# <details><summary>Hint</summary>
#
# Follow the algorithm line by line, or use `x.std` with its `correction`. `.item()` takes the number out of a scalar. Where $n = 1$, do not
# divide.
#
# </details>


# %%
class Summary(NamedTuple):
    """Four plain numbers that sum a vector up."""

    total: float
    """Sum of all entries."""
    mean: float
    """Mean of the entries."""
    population_sd: float
    """Their standard deviation as a population: divided by n."""
    sample_sd: float
    """Their standard deviation as a sample: divided by n - 1."""


# %% exercise="summarise" task=3
def summarise(x: torch.Tensor) -> Summary:
    """Return sum, mean and both standard deviations of a vector.

    Args:
        x: At least one number on the CPU, shape ``[n]``: floats, integers or booleans
            of any width, without a gradient.

    Returns:
        Plain numbers, computed in float64; ``sample_sd`` is NaN where ``n`` is 1.
    """
    # BEGIN SOLUTION
    numbers = x.double()
    n, total = len(x), numbers.sum().item()
    squares = ((numbers - total / n) ** 2).sum().item()
    sample_sd = math.sqrt(squares / (n - 1)) if n > 1 else math.nan
    return Summary(total, total / n, math.sqrt(squares / n), sample_sd)
    # END SOLUTION


# %% test="summarise" points=1
def test_summarise() -> None:
    root = math.sqrt
    decimal = torch.tensor([0.1, 0.2, 0.6], dtype=torch.float64)
    for x, expected in (
        (torch.tensor([1, 2, 3, 4]), (10, 2.5, root(5 / 4), root(5 / 3))),
        (decimal, (0.9, 0.3, root(0.14 / 3), root(0.07))),
        (
            torch.tensor([1e6, 1e6 + 1, 1e6 + 3]),
            (3e6 + 4, 1e6 + 4 / 3, root(14 / 9), root(7 / 3)),
        ),
        (torch.tensor([True, False]), (1, 0.5, 0.5, root(0.5))),
        (torch.tensor([7.0]), (7, 7, 0, math.nan)),
    ):
        with checks.unchanged(x=x):
            found = checks.attempt(summarise, x)
        found = checks.instance(
            "the result", found, Summary, thought="Build it with Summary(...)."
        )
        for name, value, number in zip(Summary._fields, found, expected, strict=True):
            what = f"{name} of {x.tolist()}"
            checks.number(what, value, thought="`.item()` makes a number of a scalar.")
            checks.close(
                what,
                value,
                number,
                thought="Which of the two divides by n, and which by n - 1?",
                rtol=1e-9,
                atol=1e-12,
            )


# %% hidden="summarise" points=2
def hidden_summarise() -> None:
    def compare(x: torch.Tensor) -> None:
        with checks.unchanged(x=x):
            found = checks.attempt(summarise, x)
        found = checks.instance("the result", found, Summary, thought="A Summary?")
        numbers = [float(number) for number in x.tolist()]
        n, size = len(numbers), max(map(abs, numbers))
        expected = (
            math.fsum(numbers),
            statistics.fmean(numbers),
            statistics.pstdev(numbers),
            statistics.stdev(numbers) if n > 1 else math.nan,
        )
        thoughts = (
            "Is it the sum of all entries, whatever their dtype?",
            "Is it the mean, to nine digits, for every dtype?",
            "Are the deviations squared, and the sum divided by n? To nine digits?",
            "Is it divided by n - 1, and NaN for one entry alone?",
        )
        rooms = (1e-13 * n * size, 1e-13 * size, 1e-15 * size, 1e-15 * size)
        for name, value, number, thought, room in zip(
            Summary._fields, found, expected, thoughts, rooms, strict=True
        ):
            plain = "Are all four plain numbers, with no tensor among them?"
            checks.number(name, value, thought=plain)
            checks.close(name, value, number, thought=thought, rtol=1e-9, atol=room)

    rng = np.random.default_rng(15)
    for n in (1, 2, 3, 10, 1001):
        for scale in (1.0, 1e-9, 1e9):
            compare(torch.tensor(rng.normal(scale=scale, size=n)))
            compare(torch.tensor(rng.normal(scale=scale, size=n), dtype=torch.float32))
        compare(torch.tensor(rng.integers(-99, 99, size=n)))
        compare(torch.tensor(rng.integers(0, 255, size=n), dtype=torch.uint8))
        compare(torch.tensor(rng.normal(size=n) > 0))
        compare(torch.tensor(rng.normal(size=n), dtype=torch.float16))
        compare(torch.tensor(rng.normal(size=n), dtype=torch.bfloat16))
        compare(torch.tensor(1e6 + rng.uniform(size=n)))  # close together, far from 0
    compare(torch.tensor([1_000_000, 1_000_001, 1_000_003], dtype=torch.float32))
    compare(torch.tensor([1_000_000, 1_000_001]))
    compare(torch.full((9,), 60_000.0, dtype=torch.float16))  # the sum overflows there
    compare(torch.full((300,), 100, dtype=torch.int8))
    compare(torch.tensor([True] * 5))
    compare(torch.tensor([False]))
    compare(torch.zeros(4))
    compare(torch.tensor([-3.0, -3.0]))
    compare(torch.tensor([16_777_217, 1, 1]))  # more digits than float32 has
    compare(torch.tensor(rng.normal(size=12))[::3])
    compare(torch.tensor([2.5]).expand(4))
    compare(torch.tensor([2**62, 2**62, 2**62 - 2**40, -5]))  # overflows int64
    compare(torch.tensor([2**31 - 1, 2**31 - 1, 7], dtype=torch.int32))
    compare(torch.tensor([1 / 3], dtype=torch.float64))
    x = torch.tensor(rng.normal(size=5))
    compare(x)
    x.mul_(-2.0)  # the caller's vector has other numbers now
    compare(x)


# %% [markdown]
# Now to the returns. Rule A plays ten episodes, rule B too, each from a different start. The return of an episode is its number of steps here.
# The ten returns of a rule are a sample of all the episodes that it could play, so its spread is $s$. (This cell needs Exercise 4.)


# %% tags=["demo"]
def show_returns() -> None:
    """Print mean and both spreads of ten returns of each rule, and compare them."""
    means = list[float]()
    for rule, uses_velocity in (("A", False), ("B", True)):
        returns = torch.tensor(
            [len(recorded_angles(uses_velocity, seed)) - 1 for seed in range(10)]
        )
        total, mean, population_sd, sample_sd = summarise(returns)
        print(
            f"rule {rule}: {total:.0f} steps in ten episodes, mean {mean:.1f}, "
            f"population sd {population_sd:.2f}, sample sd {sample_sd:.2f}"
        )
        assert math.isclose(population_sd, float(np.std(returns.numpy())), abs_tol=1e-9)
        assert math.isclose(sample_sd, returns.double().std().item(), abs_tol=1e-9)
        assert math.isclose(sample_sd, population_sd * math.sqrt(10 / 9), abs_tol=1e-9)
        means.append(mean)
    assert means[1] > 5 * means[0]


with checks.demonstration():
    show_returns()

# %% [markdown]
# Rule B lasts more than five times as long. The two spreads of one rule differ by the factor $\sqrt{10/9} \approx 1.054$: with ten numbers
# that is 5 percent, with three it would be 22 percent. The cell also asserts which of the two NumPy and PyTorch mean when you do not say.

# %% [markdown]
# ## Exercise 5: a record, drawn
#
# *Medium, about 10 minutes.* Draw a record of the pole's angle so that somebody who was not there sees what happened. In one set of axes:
#
# - **the angle, in degrees**, as a line through the points $(t_k, x_k)$ with $t_k = k \, \Delta t$ in seconds, from $k = 0$ on. The record
#   comes in radians; $\pi$ radians are 180 degrees. All numbers are right to five digits;
# - **two limits**: horizontal lines at 12 and at -12 degrees, from the first time to the last or further. Both differ from the angle's line in
#   colour or in style (dashed, for example);
# - **labels** on both axes that say what is drawn and in which unit. Along x that is the time, in seconds (or s); "seconds" alone says both.
#   Along y it is the angle (you may call it lean or tilt), in degrees (or deg, or °). Neither label names another quantity or unit;
# - **a legend** with an entry for the angle, whose text holds "angle" (or pole, lean, tilt), and one (or two) for the limits, whose text
#   holds "limit" (or threshold, bound, 12). Each stands beside the look of its own line;
# - and everything is in view: no point of the record and no limit lies outside the axes.
#
# Return the `Figure`, a new one at each call. The record may have any number of entries from two on, and be of any float dtype; it may lie
# on any of this machine's devices, and carry a gradient. Your function draws it all the same, and does not change it.
#
# For the record `[0.0, 0.1, -0.2, 0.3]` and $\Delta t = 0.5$, the line goes through $(0, 0)$, $(0.5, 5.73)$, $(1, -11.46)$ and
# $(1.5, 17.19)$.
#
# <details><summary>Hint</summary>
#
# `plt.subplots()` makes a figure with one set of axes; `axes.plot(times, angles, label=...)` draws a line, `axes.axhline(12, color=...)` a
# horizontal one (without a colour, it gets that of the first line). Matplotlib wants numbers on the CPU, without a gradient, and of a dtype
# that NumPy knows: `.detach().cpu().double()`.
#
# </details>


# %% exercise="angle_figure" task=4
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    """Draw the pole's angle in degrees against the time in seconds, with its limits.

    Args:
        angles: Angles in radians: shape ``[n]``, at least two, any float dtype, on any
            device.
        seconds_per_step: Time from one angle to the next, above 0.

    Returns:
        A figure with one set of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(7, 3.2))
    _, times = clock(len(angles), seconds_per_step)
    degrees = torch.rad2deg(angles.detach().cpu().double())
    axes.plot(times, degrees, label="angle of the pole")
    for limit, label in ((12, "limit"), (-12, None)):
        axes.axhline(limit, color="black", linestyle="--", linewidth=1, label=label)
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend(loc="upper left")
    return figure
    # END SOLUTION


# %% test="angle_figure" points=1
def test_angle_figure() -> None:
    angles = torch.tensor([0.0, 0.1, -0.2, 0.3], device=device)
    with checks.unchanged(angles=angles):
        figure = checks.figure_of(
            angle_figure,
            angles,
            0.5,
            n_axes=1,
            thought="Do you return the figure, with one set of axes?",
        )
    axes = checks.panels_of(figure)[0]
    line = checks.curve(
        "the angle",
        axes,
        [0.0, 0.5, 1.0, 1.5],
        [0.0, 18 / math.pi, -36 / math.pi, 54 / math.pi],
        thought="Seconds along x, from 0 on; degrees along y: 180 / pi to a radian.",
    )
    thought = "A horizontal line there, from the first time to the last or further."
    limits = [
        checks.level(f"the limit at {at}", axes, at, across=True, thought=thought)
        for at in (12, -12)
    ]
    checks.in_view(
        "the record",
        axes,
        x=[0.0, 1.5],
        y=[-12.0, 54 / math.pi],
        thought="Leave the limits of the axes to matplotlib, or make room for all.",
    )
    checks.own_names(
        axes,
        {"the angle": (line, ["angle"]), "the limit": (limits[0], ["limit"])},
        thought="Give each a look and a label of its own, then call axes.legend().",
    )
    checks.labels(
        axes,
        x=("time", "second", "sec"),
        y=("angle", "degree", "deg", "°"),
        not_x=("step", "frame"),
        not_y=("radian", "rad"),
        thought="What is drawn along which axis, and in which unit?",
    )
    x_label = f"{axes.get_xlabel()} {figure.get_supxlabel()}".lower()
    y_label = f"{axes.get_ylabel()} {figure.get_supylabel()}".lower()
    for what, label, words in (
        ("the unit of x", x_label, ("s", "sec", "secs", "second", "seconds")),
        ("the unit of y", y_label, ("deg", "°")),
        ("the quantity of y", y_label, ("angle", "lean", "tilt", "theta", "θ")),
    ):
        checks.true(
            what,
            any(
                checks.says(label, word) if what == "the unit of x" else word in label
                for word in words
            ),
            thought=f"The label holds one of these words: {', '.join(words)}.",
        )


# %% hidden="angle_figure" points=2
def hidden_angle_figure() -> None:
    def look_at(figure: Figure, angles: list[float], seconds: float) -> None:
        axes = checks.panels_of(figure)[0]
        times = [k * seconds for k in range(len(angles))]
        degrees = [angle * 180 / math.pi for angle in angles]
        line = checks.curve(
            "the angle",
            axes,
            times,
            degrees,
            thought="Does a line go through all angles, in degrees over seconds?",
        )
        thought = "Are there horizontal lines at 12 and -12, along the whole record?"
        limits = [
            checks.level("a limit", axes, at, across=True, thought=thought)
            for at in (12, -12)
        ]
        room = 1e-6 * times[-1]
        for limit in limits:
            ends = [one.ends for one in checks.levels(axes) if one.at == limit.at]
            is_whole = min(start for start, _ in ends) <= room
            is_whole = is_whole and max(end for _, end in ends) >= times[-1] - room
            checks.true("a limit, from end to end", is_whole, thought=thought)
            checks.true(
                "the look of a limit",
                (limit.look.rgb, limit.look.style) != (line.look.rgb, line.look.style),
                thought="Do both limits differ from the angle, in colour or in style?",
            )
        checks.in_view(
            "the record",
            axes,
            x=[times[0], times[-1]],
            y=[*degrees, -12.0, 12.0],
            thought="Do the limits of the axes cut something off?",
        )
        of_angle = ["angle", "pole", "lean", "tilt", "theta", "θ"]
        of_limit = ["limit", "12", "bound", "threshold"]
        thought = "Does the legend name the angle and the limit, each its own?"
        names = checks.own_names(
            axes,
            {"the angle": (line, of_angle), "the limit": (limits[0], of_limit)},
            thought=thought,
        )
        for what, words in (("the angle", of_angle), ("the limit", of_limit)):
            tells = any(word in names[what].lower() for word in words)
            tells = tells and "veloc" not in names[what].lower()
            checks.true(f"the name of {what}", tells, thought=thought)
        checks.own_names(
            axes,
            {"the angle": (line, of_angle), "the limit": (limits[1], of_limit)},
            needed=False,
            thought=thought,
        )
        thought = "Do the labels say what is drawn along each axis, and in which unit?"
        checks.true("the axes, with their labels", axes.axison, thought=thought)
        checks.labels(
            axes,
            x=("time", "second", "sec", "s"),
            y=("angle", "degree", "deg", "°", "lean", "tilt"),
            not_x=("step", "frame", "index", "minute", "millisecond", "ms"),
            not_y=("radian", "rad", "velocity", "position", "return", "reward"),
            thought=thought,
        )
        x_label = f"{axes.get_xlabel()} {figure.get_supxlabel()}".lower()
        y_label = f"{axes.get_ylabel()} {figure.get_supylabel()}".lower()
        seconds_names = ("s", "sec", "secs", "second", "seconds")
        angle_names = ("angle", "lean", "tilt", "theta", "θ", "inclination")
        others = ("veloc", "speed", "accel", "per s", "/s", "/ s")
        for what, tells in (
            ("the unit of x", any(checks.says(x_label, one) for one in seconds_names)),
            ("the unit of y", "°" in y_label or "deg" in y_label),
            ("the quantity of y", any(one in y_label for one in angle_names)),
            ("y alone", not any(one in y_label for one in others)),
        ):
            checks.true(what, tells, thought=thought)

    rng = np.random.default_rng(16)
    steps = rng.normal(scale=0.02, size=2100)
    walk = torch.tensor(np.cumsum(steps), dtype=devices.widest_float(device))
    cases: list[tuple[torch.Tensor, float]] = [
        (torch.tensor([0.05, -0.03]), 0.02),
        (walk[:300].float(), 0.02),
        (torch.tensor([0.0, 0.0, 0.0]), 1),
        (walk[:14:2], 0.02),
        (torch.tensor([0.5, -0.9, -4.0, 7.5]), 30.0),
        (torch.tensor([0.1, 0.2, -0.15], requires_grad=True), 0.5),
        (walk.bfloat16(), 1 / 240),
        (torch.tensor([0.3, 0.4], dtype=torch.float16), 2e-6),
    ]
    for record, seconds in cases:
        angles = record if record.requires_grad else record.to(device)
        with checks.unchanged(angles=angles):
            figure = checks.figure_of(
                angle_figure,
                angles,
                seconds,
                n_axes=1,
                thought="One figure with one set of axes, both labelled, each time?",
            )
        look_at(figure, record.tolist(), seconds)


# %% [markdown]
# Here they are, the two records from the beginning, drawn by your own function. (This cell needs Exercises 1 and 5 if your figure uses your
# clock.) Before you run it: what shape do you expect for rule A?


# %% tags=["demo"] alt="Two figures of the pole's angle against the time. Rule A: the angle swings to and fro, further each time, and passes the limit of 12 degrees in less than two seconds. Rule B: the angle stays within a few degrees of zero for several seconds."
def show_records() -> None:
    """Draw both records, and check what the text says of them."""
    for rule, record in (("A", falling), ("B", standing)):
        figure = angle_figure(record, 0.02)
        figure.axes[0].set_title(f"rule {rule}: {len(record) - 1} steps")
    plt.show()
    swings, side = list[float](), 0.0
    for angle in torch.rad2deg(falling).tolist():
        if angle * side <= 0:  # the pole is on the other side now: a new swing
            swings.append(0.0)
        swings[-1], side = max(swings[-1], abs(angle)), angle
    print("rule A, the widest angle of each swing:", *(f"{a:.1f}" for a in swings))
    assert swings == sorted(swings) and swings[-1] > 12
    widest = torch.rad2deg(standing).abs().max().item()
    print(f"rule B, the widest angle of all: {widest:.1f}")
    assert widest < 6


with checks.demonstration():
    show_records()

# %% [markdown]
# Now the mistake is plain. Rule A is not helpless: it pushes the pole back each time. But it goes on pushing until the pole is upright, and
# by then the pole is turning fast, swings past, and leans further on the other side than before. It always brakes too late. Rule B counts the
# turning as well, so it brakes in time. The one number that we had in Part 1.1, the return, told you *that* A is worse. The vector told you why.

# %% [markdown]
# ## Summary and outlook
#
# - A scalar has shape `()`, a vector `(n,)`; `(1,)` is a vector. An index takes an axis away, a slice keeps it.
# - Count in integers and multiply: a step of 0.02 gave eight entries where seven were meant.
# - Slices are views, `reshape` usually makes one, and `flip` and `clone` copy. A slice never complains about its ends; an index does.
# - Divide by $n$ for numbers that are all there are, by $n - 1$ for a sample. Over all samples of two throws of a die, dividing by
#   $n$ found half of the true variance on average, dividing by $n - 1$ all of it. PyTorch's default is $n - 1$, NumPy's $n$.
# - A line with units shows what a single number hides: rule A swings further and further, rule B does not.
#
# **Next**: Part 1.3 adds, scales and multiplies vectors, and finds that a return is the product of two of them. Part 1.4 stacks vectors into
# matrices. Part 0.5 says what ten returns can tell about an agent, and what they cannot.
#
# **Further reading**: "Tensor Views" in PyTorch's documentation lists what copies and what does not. The paper by Chan, Golub and LeVeque
# is short, and shows how badly a formula that is right on paper can do in a computer.
