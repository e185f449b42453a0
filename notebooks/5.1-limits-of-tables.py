# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.1: The limits of tables: why function approximation"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A bicycle lock with two wheels has a hundred settings. Any learner of module 4 would get to know all of them over a cup of tea. Put
# three more wheels on it, and the same learner meets settings that it has never seen, all day long, and has nothing to say about them.
# Nothing about the lock became difficult. There is just more of it.
#
# **What exactly goes wrong with a table when the problem grows, and what does a network do about it?** This part does not take the
# answer on trust. The lock is built so that the true value of every one of its settings is known, even where there are too many to
# list. So when we say "error", we mean the distance to the truth, on settings that the learner has seen and on those that it has not.
#
# **After this part you can**
#
# - count the states of a problem before you start, and say whether a table has a chance;
# - measure how much of a state space some experience covers, and what a table knows about the rest;
# - put a network in the table's place: choose its inputs, count its parameters, train it on the same samples;
# - say where its knowledge of unseen states comes from, and name problems where a table is the better choice.
#
# **Builds on** 4.5 (returns and Monte Carlo values), 4.6 (Bellman equations), 3.2 and 3.3 (networks and training loops).
#
# **Time** about 30 minutes to read, 100 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning* (2nd edition), sections 9.1 to 9.3 (values by function approximation) and 9.5
# to 9.7 (features and networks). Bellman, *Dynamic Programming* (1957), whose preface has the words "curse of dimensionality".

# %%
import copy
import math
from collections.abc import Callable, Sequence

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, records, seeding, stopwatch
from rlcourse.agents import evaluation, networks, tabular
from rlcourse.figures import live, plots
from torch import Tensor, nn

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
budget = budgets.current()
rng = seeding.seed_everything(51)
plots.use_style()

# %% [markdown]
# ## 1. The lock
#
# A lock has $k$ wheels with the digits 0 to 9 in a circle, so that 9 and 0 are neighbours. It opens when all wheels show the code. A
# **state** is what the wheels show. In each step somebody turns one wheel by one digit, and that costs a **reward** of $-1$. The open
# lock is terminal.
#
# The **policy** is a person in the dark: it feels which wheels are wrong, takes one of these at random, and turns it the shorter way
# with probability 0.8, the other way with probability 0.2. (With a wheel five digits off, both ways are equally short.) We only want to
# know what this policy is worth in each state: *prediction*, as in 4.5. That is the cleanest place to compare a table with a network.
#
# All episodes are played side by side, as arrays. `Experience` holds every state that was met, with the return that followed it.

# %%
N_DIGITS, CODE, GAMMA, RIGHT_WAY = 10, np.array([3, 1, 4, 1, 5]), 0.98, 0.8


class Experience:
    """States that were met and what followed.

    Args:
        states: What the wheels showed, shape ``[n_samples, n_wheels]``, int64; the open
            lock is not among them.
        returns: Discounted return from there on, shape ``[n_samples]``, float64.
        is_start: Whether the sample is the first of its episode, shape ``[n_samples]``.
    """

    def __init__(
        self,
        states: NDArray[np.int64],
        returns: NDArray[np.float64],
        is_start: NDArray[np.bool_],
    ) -> None:
        self.states, self.returns, self.is_start = states, returns, is_start


def play(n_episodes: int, n_wheels: int, generator: np.random.Generator) -> Experience:
    """Let the policy open locks that begin at random (one that begins open has no
    step).
    """
    code = CODE[:n_wheels]
    shown = generator.integers(N_DIGITS, size=(n_episodes, n_wheels))
    states, times, episodes = [shown[:0]], [shown[:0, 0]], [shown[:0, 0]]  # empty
    lengths, clock = np.zeros(n_episodes, dtype=np.int64), 0
    closed = np.flatnonzero((shown != code).any(axis=1))  # episodes that go on
    while closed.size:
        states.append(shown[closed])
        times.append(np.full(closed.size, clock))
        episodes.append(closed)
        offsets = (shown[closed] - code) % N_DIGITS  # [n_closed, n_wheels]
        lots = np.where(offsets != 0, generator.random(offsets.shape), -1.0)
        wheel = lots.argmax(axis=1)  # a wrong one, at random
        offset = offsets[np.arange(closed.size), wheel]
        shorter = np.where(2 * offset <= N_DIGITS, -1, 1)
        turn = np.where(generator.random(closed.size) < RIGHT_WAY, shorter, -shorter)
        shown[closed, wheel] = (shown[closed, wheel] + turn) % N_DIGITS
        clock += 1
        lengths[closed] = clock
        closed = closed[(shown[closed] != code).any(axis=1)]
    when = np.concatenate(times)
    steps_left = lengths[np.concatenate(episodes)] - when
    returns = -(1.0 - GAMMA ** steps_left.astype(np.float64)) / (1.0 - GAMMA)
    return Experience(np.concatenate(states), returns, when == 0)


def state_numbers(states: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of each state, shape ``[n]``: its digits ``[n, n_wheels]``, read as one
    number.
    """
    return states @ 10 ** np.arange(states.shape[1])[::-1]


def all_states(n_wheels: int) -> NDArray[np.int64]:
    """Every state in the order of its number, shape ``[10 ** n_wheels, n_wheels]``."""
    digits = np.unravel_index(np.arange(N_DIGITS**n_wheels), (N_DIGITS,) * n_wheels)
    return np.stack(digits, axis=1).astype(np.int64)


# %% tags=["demo"]
def show_episode() -> None:
    """Print what the wheels showed in one episode, and the return from there on."""
    one = play(1, 3, np.random.default_rng(5))
    print(f"the code is {CODE[:3]}; one episode, with the return from each state:")
    for shown, following in zip(one.states, one.returns, strict=True):
        print(f"  {shown}   {following:6.2f}")


show_episode()

# %% [markdown]
# Read down the column: each step closer to the end, less is left to pay. (Not always closer to the *code*: the person errs.)
#
# ## 2. The mathematics, as far as the code needs it
#
# **How many states?** If a state is made of $k$ features, and feature $i$ takes $n_i$ values, there are
#
# $$|\mathcal S| = \prod_{i=1}^{k} n_i \quad\text{states, and}\quad |\mathcal S|\,|\mathcal A| \ \text{cells in a table of action values.}$$
#
# With $n$ values each that is $n^k$: one more feature *multiplies* the table. On a logarithmic axis the number of states is a straight
# line in $k$, with slope $\log n$.
#
# **The truth.** Let $T$ be the number of turns until the lock opens. The return is $-(1 + \gamma + \dots + \gamma^{T-1})$, so
#
# $$v_\pi(s) = -\,\frac{1 - \mathbb{E}_\pi[\gamma^{T} \mid s]}{1-\gamma}.$$
#
# And now the reason for this lock: each turn goes to some wheel, and in which order the wheels get theirs does not matter. So $T = T_1 +
# \dots + T_k$, where $T_i$, the turns that wheel $i$ needs, has nothing to do with the other wheels. The expectation of a product of
# independent factors is the product of their expectations:
#
# $$\mathbb{E}_\pi[\gamma^{T} \mid s] = \prod_{i=1}^{k} g(o_i), \qquad g(o) = \mathbb{E}[\gamma^{T_i} \mid \text{wheel } i
# \text{ is } o \text{ digits past its code}],$$
#
# with $o_i = (s_i - c_i) \bmod 10$ for the code $c$. The ten numbers $g(o)$ solve ten small Bellman equations: $g(0) = 1$, and $g(o) =
# \gamma\,[0.8\, g(\text{one turn the shorter way}) + 0.2\, g(\text{one turn the other way})]$.
#
# **Two ways to store what was learned.** Both are fitted to the same samples $(S_j, G_j)$, states and the returns that followed.
#
# - The **table** has one number for each state: the mean of the returns that followed it (4.5). A state without a sample keeps the
#   number that we wrote there at first.
# - The **network** $\hat v(x(s); \theta)$ computes a number from features $x(s)$ with a *fixed* number of weights. They are fitted by
#   minimising
#
# $$L(\theta) = \frac1B \sum_{j=1}^{B} \bigl(\hat v(x(S_j); \theta) - G_j\bigr)^2$$
#
# on random batches of $B$ samples. Each update moves the weights, and so the values of *many* states, those never seen too. That is
# **generalisation**: a blessing where similar features mean similar values, and a curse where they do not.
#
# The table, by the way, minimises the same loss, with one weight for each state. It is the function approximator that shares nothing.
#
# In a box, so that you see what is exchanged and what stays (after Sutton and Barto, section 9.3, with batches):
#
# ```text
# Monte Carlo prediction, for a policy pi
# 1  play episodes with pi; note each state S_j, and the return G_j that followed
#
#    with a table                             with a network v(x; theta)
# 2  V(s) <- default, for all s               theta <- small random numbers
# 3  for each state s that was met:           repeat n_updates times:
# 4      V(s) <- mean of the G_j              draw B samples (S_j, G_j), with replacement
# 5              with S_j = s                 L <- mean of (v(x(S_j); theta) - G_j)^2
# 6                                           theta <- theta - alpha * gradient of L
# ```
#
# **The yardstick** is the root of the mean squared error against the truth, over a set $\mathcal M$ of states, each counted once:
#
# $$\mathrm{RMSE} = \sqrt{\frac{1}{|\mathcal M|} \sum_{s \in \mathcal M} \bigl(\hat v(s) - v_\pi(s)\bigr)^2}.$$
#
# ## 3. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $n_i$, $k$ | values of a feature, number of features | `sizes`, `n_wheels` | ints |
# | $S_j$ | states that were met | `states` | `[n, n_wheels]`, int64 |
# | $S_j$, as the table sees it | the row of its number | `numbers` | `[n]`, int64 |
# | $G_j$ | returns | `returns` | `[n]`, float64 |
# | $c$ | the code | `code` | `[n_wheels]`, int64 |
# | $g(o)$ | expected discount until a wheel is right | `factors[offset]` | `[10]`, float64 |
# | $v_\pi$ | the truth | `truth` | `[n_states]`, float64 |
# | $x(s)$ | features | `inputs` | `[n, 2 * n_wheels]`, float32 |
# | $\hat v(x; \theta)$ | the network's value | `network(inputs)` | `[n, 1]`, float32 |
#
# ## 4. Exercise 1: count before you start
#
# *Easy, about 5 minutes.* Write `table_cells(sizes, n_actions)`: the exact number of cells in a table of action values. `sizes` holds the
# number of values of each feature. A size, or a number of actions, below 1 makes no sense: raise a `ValueError`.
#
# For example three wheels with ten digits, and six actions (each wheel up or down): `table_cells([10, 10, 10], 6)` is 6000. A problem of
# no features has a single state.
#
# *Exact* is the word: Python's whole numbers have no largest one, NumPy's do, and floats round.
#
# <details><summary>Hint</summary>
#
# `math.prod` multiplies Python numbers, and the product of none is 1. `np.prod([10] * 20)` quietly gives nonsense: try it.
#
# </details>


# %% exercise="table_cells" task=1
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    """Count the cells of a table of action values.

    Args:
        sizes: Number of values of each feature; empty for none.
        n_actions: Number of actions.

    Returns:
        The exact number of pairs of a state and an action.

    Raises:
        ValueError: A size or the number of actions is less than 1.
    """
    # BEGIN SOLUTION
    if min([n_actions, *sizes]) < 1:
        raise ValueError(
            f"the sizes are {list(sizes)} with {n_actions} actions, expected each "
            f"to be at least 1"
        )
    return math.prod(sizes) * n_actions
    # END SOLUTION


# %% test="table_cells" points=1
def test_table_cells() -> None:
    checks.equal(
        "the cells of a lock with three wheels",
        checks.attempt(table_cells, [10, 10, 10], 6),
        6000,
        thought="The sizes multiply, and each state has a cell for each action.",
    )
    checks.equal(
        "the cells for sizes 2 and 3, with 4 actions",
        checks.attempt(table_cells, [2, 3], 4),
        24,
        thought="2 times 3 states.",
    )
    checks.raises(
        ValueError,
        lambda: table_cells([10, 0], 6),
        thought="What should happen with a feature of no values?",
    )
    checks.raises(
        ValueError,
        lambda: table_cells([10, 10], -1),
        thought="And with fewer actions than one?",
    )


# %% hidden="table_cells" points=1
def hidden_table_cells() -> None:
    rng = np.random.default_rng(511)
    for n in (0, 1, 2, 5, 20, 40, 80):
        sizes = rng.integers(1, 200, size=n).tolist()
        n_actions = int(rng.integers(2, 60))
        expected = n_actions
        for size in sizes:
            expected *= size
        for given in (sizes, tuple(sizes)):
            with checks.unchanged(sizes=given):
                cells = checks.attempt(table_cells, given, n_actions)
            checks.equal(
                "the number of cells",
                cells,
                expected,
                thought="Exactly, with no features, and with eighty of them?",
            )
            checks.instance("the result", cells, int, thought="A whole number?")
    for sizes, n_actions, expected in [([1], 1, 1), ([1, 7, 1], 1, 7), ([], 1, 1)]:
        checks.equal(
            "the number of cells",
            checks.attempt(table_cells, sizes, n_actions),
            expected,
            thought="Is 1 a size like any other?",
        )
    checks.equal(
        "the cells for the sizes 4, 5, 6",
        checks.attempt(table_cells, range(4, 7), 2),
        240,
        thought="Any sequence will do.",
    )
    refused = [
        ([3, -2, -1], 4),
        ([-2], -3),
        ([0, 3, 3], 4),
        ([3, 3, -1], 4),
        ([3], 0),
        ([3], -5),
        ([], 0),
    ]
    for sizes, n_actions in refused:

        def call(sizes: list[int] = sizes, n_actions: int = n_actions) -> int:
            return table_cells(sizes, n_actions)

        checks.raises(
            ValueError,
            call,
            thought="Every size counts, and the actions too. May two minuses cancel?",
        )


# %% [markdown]
# With that function one can look at a few problems before touching them. CartPole's four numbers are real, so a table needs them cut into
# bins. An agent for Atari games is often given 84 by 84 pixels of 256 greys: most such pictures never occur in a game, but who could say
# beforehand which.


# %% tags=["demo", "nbval-check-output"]
def show_counts() -> None:
    """Print how many cells a table has: locks, CartPole in bins, pictures."""
    for wheels in (1, 2, 3, 5, 8, 12):
        cells = table_cells([10] * wheels, 2 * wheels)
        print(f"a lock with {wheels:>2} wheels: {cells:>20,} cells")
    for bins in (10, 100, 1000):
        cells = table_cells([bins] * 4, 2)
        print(f"CartPole in {bins:>4} bins for each number: {cells:>20,} cells")
    digits = math.floor(84 * 84 * math.log10(256) + math.log10(18)) + 1
    print(f"an 84 by 84 grey picture, 18 actions: a number with {digits:,} digits")


with checks.demonstration():
    show_counts()

# %% [markdown]
# Ten bins make CartPole coarse and small; with a thousand bins it is fine, and past anything that will ever be visited. That is the
# trade: a table forces you to choose between blurring states and never meeting them.
#
# ## 5. Exercise 2: the truth about a lock that is too large to list
#
# First the ten numbers $g(o)$, from ten linear equations (this is given).


# %%
def wheel_factors(n_digits: int, right_way: float, gamma: float) -> NDArray[np.float64]:
    """Return the expected discount until one wheel is right, for each offset from the
    code, shape ``[n_digits]``.

    Args:
        n_digits: Digits on the wheel.
        right_way: Probability to turn it the shorter way.
        gamma: Discount, in ``(0, 1)``.
    """
    system, constant = np.eye(n_digits), np.zeros(n_digits)
    constant[0] = 1.0  # g(0) = 1: nothing left to turn
    for offset in range(1, n_digits):
        shorter = -1 if 2 * offset <= n_digits else 1
        system[offset, (offset + shorter) % n_digits] -= gamma * right_way
        system[offset, (offset - shorter) % n_digits] -= gamma * (1.0 - right_way)
    return np.linalg.solve(system, constant).astype(np.float64)


FACTORS = wheel_factors(N_DIGITS, RIGHT_WAY, GAMMA)

# %% [markdown]
# *Easy, about 15 minutes.* Write `exact_values(states, code, factors, gamma)`: look up $g(o_i)$ for each wheel, multiply along the wheels,
# and turn the product into the value,
#
# $$v_\pi(s) = -\,\frac{1 - \prod_i g(o_i)}{1 - \gamma}, \qquad o_i = (s_i - c_i) \bmod n .$$
#
# The number of digits $n$ is the length of `factors`; do not count on ten.
#
# *Example.* Three digits, `factors = [1, 0.5, 0.25]`, $\gamma = 0.75$, code `[0, 2]`. In the state `[0, 2]` the product is 1 and the value
# 0: the lock is open. In `[1, 1]` the offsets are 1 and $(1 - 2) \bmod 3 = 2$, the product is $0.125$, the value $-0.875 / 0.25 = -3.5$.
# (On our lock $g(o) = g(10 - o)$, up and down cost the same. Do not count on that either.)
#
# <details><summary>Hint</summary>
#
# `factors[(states - code) % len(factors)]` has the shape `[n, n_wheels]`. NumPy's `%` never gives a negative number here. Then
# `.prod(axis=...)`.
#
# </details>


# %% exercise="exact_values" task=1
def exact_values(
    states: NDArray[np.int64],
    code: NDArray[np.int64],
    factors: NDArray[np.float64],
    gamma: float,
) -> NDArray[np.float64]:
    """Return the exact value of each state under the policy in the dark.

    Args:
        states: What the wheels show, shape ``[n, n_wheels]``.
        code: What they show when the lock opens, shape ``[n_wheels]``.
        factors: Expected discount until a wheel is right, by its offset from the code,
            shape ``[n_digits]``.
        gamma: Discount, in ``(0, 1)``.

    Returns:
        Values, float64, shape ``[n]``.
    """
    # BEGIN SOLUTION
    offsets = (states - code) % len(factors)  # [n, n_wheels]
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)
    # END SOLUTION


# %% test="exact_values" points=1
def test_exact_values() -> None:
    factors = np.array([1.0, 0.5, 0.25])
    states = np.array([[0, 2], [1, 1], [1, 2], [0, 1]])
    values = checks.attempt(exact_values, states, np.array([0, 2]), factors, 0.75)
    checks.close(
        "the values of [0, 2], [1, 1], [1, 2] and [0, 1]",
        values,
        [0.0, -3.5, -2.0, -3.0],
        thought="One product for each state, over its wheels. Offsets count from "
        "the code up to the digit.",
    )
    checks.array(
        "the result",
        values,
        dtype=np.float64,
        thought="What does the docstring promise?",
    )


# %% hidden="exact_values" points=2
def hidden_exact_values() -> None:
    rng = np.random.default_rng(512)
    for n, n_wheels, n_digits in [
        (1, 1, 2),
        (5, 1, 10),
        (3, 3, 3),
        (40, 4, 10),
        (30, 7, 6),
        (4, 5, 9),
        (2, 12, 10),
        (6, 6, 26),
    ]:
        states = rng.integers(n_digits, size=(n, n_wheels))
        code = rng.integers(n_digits, size=n_wheels)
        states[0] = code
        gamma = float(rng.uniform(0.1, 0.99))
        factors = np.concatenate([[1.0], rng.uniform(0.2, 0.95, size=n_digits - 1)])
        expected = []
        for row in states.tolist():
            product = 1.0
            for digit, wanted in zip(row, code.tolist(), strict=True):
                ways = digit - wanted if digit >= wanted else digit + n_digits - wanted
                product *= float(factors[ways])
            expected.append((product - 1.0) / (1.0 - gamma))
        with checks.unchanged(states=states, code=code, factors=factors):
            values = checks.attempt(exact_values, states, code, factors, gamma)
        checks.close(
            "the values",
            values,
            np.array(expected),
            rtol=1e-9,
            atol=1e-9,
            thought="Does it hold for any number of wheels and digits, for one state "
            "alone, and around the circle?",
        )
        checks.array(
            "the result",
            values,
            dtype=np.float64,
            thought="What does the docstring promise?",
        )
    given = np.array([[0, 2], [1, 1]]), np.array([0, 2])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            exact_values, *given, np.array([1.0, 0.5, 0.25]), 0.75
        ),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# Is the argument with the product right? Three wheels are few enough to hold it against dynamic programming: a thousand Bellman
# equations, with a thousand unknowns, which know nothing of products. We solve them once, and then never need them again.


# %% tags=["demo"]
def values_by_dynamic_programming(n_wheels: int) -> NDArray[np.float64]:
    """Solve the policy's Bellman equations: values, shape ``[10 ** n_wheels]``."""
    states, code = all_states(n_wheels), CODE[:n_wheels]
    offsets = (states - code) % N_DIGITS
    wrong, rows = offsets != 0, np.arange(len(states))
    n_wrong = np.maximum(wrong.sum(axis=1), 1)
    system, costs = np.eye(len(states)), np.where(wrong.any(axis=1), -1.0, 0.0)
    for wheel in range(n_wheels):
        shorter = np.where(2 * offsets[:, wheel] <= N_DIGITS, -1, 1)
        chosen = wrong[:, wheel] / n_wrong  # every wrong wheel is as likely
        for way, share in ((shorter, RIGHT_WAY), (-shorter, 1.0 - RIGHT_WAY)):
            turned = states.copy()
            turned[:, wheel] = (turned[:, wheel] + way) % N_DIGITS
            system[rows, state_numbers(turned)] -= GAMMA * chosen * share
    return np.linalg.solve(system, costs).astype(np.float64)


def compare_with_dynamic_programming() -> None:
    """Hold the product against a thousand Bellman equations."""
    equations = values_by_dynamic_programming(3)
    products = exact_values(all_states(3), CODE[:3], FACTORS, GAMMA)
    gap = np.abs(equations - products).max()
    print("three wheels: 1,000 Bellman equations against the product of ten numbers")
    print(f"largest difference of a value: {gap:.1e}")
    assert np.allclose(equations, products)


with checks.demonstration():
    compare_with_dynamic_programming()

# %% [markdown]
# They agree to rounding. For twelve wheels the equations would have $10^{12}$ unknowns; the product still has ten numbers. Keep in mind
# what made that possible: the problem has *structure*, and we knew it. A network has to find it in samples.
#
# ## 6. Exercise 3: exponential growth, drawn
#
# *Easy, about 15 minutes.* Write `growth_figure(n_wheels, n_digits, limit)`. For each number of digits one line: the number of states
# $n^k$ over the number of wheels $k$, on a **logarithmic** y axis and a linear x axis. A horizontal line stands at `limit`, the number of
# cells that memory holds. Label the lines `"2 digits"`, `"10 digits"` and so on, the horizontal one as you like; show a legend, label the
# axes.
#
# *Example.* With `n_wheels = [1, 2, 3]` and `n_digits = [2, 10]` the lines go through 2, 4, 8 and 10, 100, 1000.
#
# <details><summary>Hint</summary>
#
# `axes.set_yscale("log")`, `axes.axhline(limit, ...)`. Mind exercise 1: `np.array([10, 20]) ** 25` overflows. Use floats here (a line in a
# figure may round) or Python's whole numbers.
#
# </details>


# %% exercise="growth_figure" task=2
def growth_figure(
    n_wheels: Sequence[int], n_digits: Sequence[int], limit: float
) -> Figure:
    """Draw how the number of states grows with the number of wheels.

    Args:
        n_wheels: Numbers of wheels, ascending: the x axis.
        n_digits: Numbers of digits on a wheel: one line for each.
        limit: Number of cells that memory holds: a horizontal line.

    Returns:
        A figure with one axes, logarithmic in y.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    for number, digits in enumerate(n_digits):
        colour, style = plots.PALETTE[number % 6], plots.LINE_STYLES[number % 6]
        axes.plot(
            n_wheels,
            [float(digits) ** wheels for wheels in n_wheels],
            label=f"{digits} digits",
            color=colour,
            linestyle=style,
        )
    axes.axhline(limit, color="black", linewidth=1.0, label="what memory holds")
    axes.set(xlabel="number of wheels", ylabel="number of states", yscale="log")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="growth_figure" points=1
def test_growth_figure() -> None:
    figure = checks.figure_of(
        growth_figure,
        [1, 2, 3],
        [2, 10],
        500.0,
        n_axes=1,
        thought="Return the figure itself.",
    )
    [axes] = checks.panels_of(figure)
    checks.equal(
        "the scales of x and y",
        [axes.get_xscale(), axes.get_yscale()],
        ["linear", "log"],
        thought="Which axis is logarithmic?",
    )
    checks.labels(
        axes,
        x=("wheel", "k"),
        y=("state", "cell", "value", "size", "setting", "combin", "n"),
        thought="What is drawn along which axis?",
    )
    checks.curve(
        "the line of 2 digits",
        axes,
        [1, 2, 3],
        [2.0, 4.0, 8.0],
        name="2 digits",
        thought="The number of digits to the power of the wheels.",
    )
    checks.curve(
        "the line of 10 digits",
        axes,
        [1, 2, 3],
        [10.0, 100.0, 1000.0],
        name="10 digits",
        thought="One line for each number of digits.",
    )
    checks.level("the limit", axes, 500.0, thought="Where does memory end?")


# %% hidden="growth_figure" points=2
def hidden_growth_figure() -> None:
    cases: list[tuple[Sequence[int], Sequence[int], float]] = [
        ([1, 2], [7], 3.0),
        ((2, 5, 9, 30), (10, 2, 16, 3), 2.0**31),
        (range(1, 41), [26, 10], 1e9),
        ([3, 4, 8], [4, 12, 2], 2e13),
    ]
    for wheels, digits, limit in cases:
        with checks.unchanged(n_wheels=wheels, n_digits=digits):
            figure = checks.figure_of(
                growth_figure,
                wheels,
                digits,
                limit,
                n_axes=1,
                thought="One axes, with its labels?",
            )
        [axes] = checks.panels_of(figure)
        checks.equal(
            "the scales",
            [axes.get_xscale(), axes.get_yscale()],
            ["linear", "log"],
            thought="Which axis is logarithmic?",
        )
        checks.labels(
            axes,
            x=("wheel", "k"),
            y=("state", "cell", "value", "size", "setting", "combin", "n"),
            not_x=("digit", "step", "episode", "second", "s"),
            not_y=("digit", "step", "episode", "byte"),
            thought="What is drawn along which axis?",
        )
        looks = set[object]()
        largest = 0.0
        for number in digits:
            counts = [math.exp(k * math.log(number)) for k in wheels]
            largest = max(largest, counts[-1])
            curve = checks.curve(
                "the line of a number of digits",
                axes,
                list(wheels),
                counts,
                name=f"{number} digits",
                rtol=1e-9,
                thought="Is it right for thirty wheels too, and does each line carry "
                "its own name?",
            )
            looks.add((curve.look.rgb, curve.look.style, curve.look.symbol))
        checks.equal(
            "the looks of the lines",
            len(looks),
            len(digits),
            thought="Can a reader tell the lines apart?",
        )
        checks.level(
            "the limit",
            axes,
            limit,
            rtol=1e-9,
            thought="Does the line follow the argument `limit`?",
        )
        checks.in_view(
            "the lines",
            axes,
            x=[wheels[0], wheels[-1]],
            y=[limit, largest],
            thought="Is anything cut off?",
        )


# %% alt="Number of states against the number of wheels, logarithmic: four straight lines, the steeper the more digits; ten digits pass what memory holds at ten wheels." tags=["demo"]
def show_what_memory_holds() -> None:
    """Draw the growth beside 16 GiB of memory; print how little more of it helps."""
    growth_figure(range(1, 16), [2, 4, 10, 26], 16 * 2**30 / 8)  # cells of float64
    plt.show()
    fits = {
        gibibytes: {
            digits: max(k for k in range(1, 64) if digits**k * 8 <= gibibytes * 2**30)
            for digits in (2, 4, 10, 26)
        }
        for gibibytes in (16, 16 * 1024)
    }
    for gibibytes, largest in fits.items():
        locks = ", ".join(f"{k} wheels of {digits}" for digits, k in largest.items())
        print(f"{gibibytes:>6,} GiB hold the values of {locks}")
    assert fits[16 * 1024][10] - fits[16][10] == 3


with checks.demonstration():
    show_what_memory_holds()

# %% [markdown]
# Straight lines on a logarithmic axis. Memory is a horizontal line, and it hardly helps to buy more: a thousand times as much buys three
# more wheels of ten digits.
#
# But memory is not where a table fails first. It fails long before, for want of *experience*: a cell that no episode ever touched holds
# nothing. That we measure now, on the lock of five wheels. Its 100,000 values take less than a megabyte.
#
# ## 7. Exercise 4: learn with the table
#
# ### 4a. The values
#
# *Medium, about 15 minutes.* Write `table_values(numbers, returns, n_states, default)`: the mean return of each state that has at least
# one sample, and `default` for all others. Sample $j$ says: in the state with number `numbers[j]`, the return was `returns[j]`.
#
# *Example.* The numbers `[2, 0, 2, 2]` with the returns `[-4, -1.5, -6, -8]`, four states, default 9: the table is `[-1.5, 9, -6, 9]`.
#
# <details><summary>Hint</summary>
#
# `np.bincount(numbers, minlength=n_states)` counts, and with `weights=returns` it sums. `table[numbers] += returns` does *not*: a number
# that occurs twice is added once.
#
# </details>


# %% exercise="table_values" task=3
def table_values(
    numbers: NDArray[np.int64],
    returns: NDArray[np.float64],
    n_states: int,
    default: float,
) -> NDArray[np.float64]:
    """Return the Monte Carlo estimate of each state.

    Args:
        numbers: Number of the state of each sample, in ``[0, n_states)``, shape
            ``[n]``; there may be none.
        returns: Return that followed, shape ``[n]``.
        n_states: Number of states.
        default: Value of the states without a sample.

    Returns:
        Estimates, float64, shape ``[n_states]``.
    """
    # BEGIN SOLUTION
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)
    # END SOLUTION


# %% test="table_values" points=1
def test_table_values() -> None:
    numbers, returns = np.array([2, 0, 2, 2]), np.array([-4.0, -1.5, -6.0, -8.0])
    table = checks.attempt(table_values, numbers, returns, 4, 9.0)
    checks.close(
        "the table",
        table,
        [-1.5, 9.0, -6.0, 9.0],
        thought="The mean of the returns of each state; the default for those without.",
    )
    checks.array(
        "the table",
        table,
        dtype=np.float64,
        thought="What does the docstring promise?",
    )


# %% hidden="table_values" points=2
def hidden_table_values() -> None:
    rng = np.random.default_rng(513)
    for n, n_states in [
        (0, 3),
        (1, 1),
        (1, 5),
        (30, 4),
        (50, 40),
        (500, 7),
        (200, 1000),
        (5000, 3),
    ]:
        numbers, returns = rng.integers(n_states, size=n), rng.normal(-9.0, 5.0, size=n)
        if n > 20:
            numbers[:5], returns[:5] = 0, [2.0, -2.0, 2.0, -2.0, 0.0]
            numbers[5:][numbers[5:] == 0] = 1  # the returns of state 0 sum to zero
        default = float(rng.normal())
        if n == 500:  # many samples are equal, and a whole number is a float, too
            returns, default = returns.round(), 0
        lists = [list[float]() for _ in range(n_states)]
        for number, following in zip(numbers.tolist(), returns.tolist(), strict=True):
            lists[number].append(following)
        expected = [math.fsum(own) / len(own) if own else default for own in lists]
        with checks.unchanged(numbers=numbers, returns=returns):
            table = checks.attempt(table_values, numbers, returns, n_states, default)
        checks.close(
            "the table",
            table,
            np.array(expected),
            rtol=1e-9,
            atol=1e-9,
            thought="Is it a mean for states met often? What of a state whose returns "
            "sum to zero, or of no samples at all?",
        )
        checks.array(
            "the table",
            table,
            dtype=np.float64,
            thought="What does the docstring promise?",
        )
    given = np.array([0, 1]), np.array([-4.0, -1.5])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(table_values, *given, 2, 0.0),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 4b. Coverage
#
# *Easy, about 10 minutes.* Write `coverage(visited, asked, n_states)`. It returns a pair of floats: the share of all states that were visited at
# least once, and the share of the questions in `asked` that are about a state that was *never* visited. A state that is asked twice is two
# questions.
#
# *Example.* `visited = [3, 3, 0]`, `asked = [0, 1, 1, 3, 1]`, ten states: two of ten states were visited, 0.2; three of five questions are
# about state 1, which was not, 0.6. The result is the tuple `(0.2, 0.6)`.
#
# <details><summary>Hint</summary>
#
# `np.unique` and `np.isin`, or one array of `n_states` bools.
#
# </details>


# %% exercise="coverage" task=3
def coverage(
    visited: NDArray[np.int64], asked: NDArray[np.int64], n_states: int
) -> tuple[float, float]:
    """Measure how much of the state space some experience covers.

    Args:
        visited: Numbers of the states that were met, with repetitions, shape
            ``[n_samples]``; there may be none.
        asked: Numbers of the states whose values are asked for, shape
            ``[n_questions]``, at least one.
        n_states: Number of states.

    Returns:
        Share of the states that were visited, and share of the questions about states
        that were not; both in ``[0, 1]``.
    """
    # BEGIN SOLUTION
    seen = np.zeros(n_states, dtype=np.bool_)
    seen[visited] = True
    return float(seen.mean()), float((~seen[asked]).mean())
    # END SOLUTION


# %% test="coverage" points=1
def test_coverage() -> None:
    visited, asked = np.array([3, 3, 0]), np.array([0, 1, 1, 3, 1])
    shares = checks.attempt(coverage, visited, asked, 10)
    checks.close(
        "the two shares",
        shares,
        [0.2, 0.6],
        thought="Visits of one state count once; questions count each.",
    )
    checks.instance("the result", shares, tuple, thought="A pair: `return a, b`.")


# %% hidden="coverage" points=1
def hidden_coverage() -> None:
    rng = np.random.default_rng(514)
    for n, n_questions, n_states in [
        (0, 3, 5),
        (1, 1, 1),
        (40, 30, 10),
        (300, 500, 1000),
        (2000, 7, 50),
        (60, 200, 100),
    ]:
        visited = rng.integers(n_states, size=n)
        asked = rng.integers(n_states, size=n_questions)
        known = set(visited.tolist())
        expected = [
            len(known) / n_states,
            sum(number not in known for number in asked.tolist()) / n_questions,
        ]
        with checks.unchanged(visited=visited, asked=asked):
            shares = checks.attempt(coverage, visited, asked, n_states)
        checks.close(
            "the two shares",
            shares,
            expected,
            rtol=1e-9,
            atol=1e-12,
            thought="Which of the two counts repetitions, and what is each divided by? "
            "What if nothing was visited?",
        )
        for share in checks.instance("the result", shares, tuple, thought="A pair?"):
            checks.number("a share", share, thought="Two plain numbers?")


# %% [markdown]
# ### The error, where the learner has been and where it has not
#
# One number for all states would hide what matters here. `split_errors` gives two root mean squared errors: over the states that the learner
# has met, and over the others (`nan` where there are none).


# %%
def split_errors(
    estimates: NDArray[np.float64], truth: NDArray[np.float64], seen: NDArray[np.bool_]
) -> tuple[float, float]:
    """Return the root mean squared errors over seen and over unseen states.

    Args:
        estimates: Estimated values, shape ``[n]``.
        truth: True values, shape ``[n]``.
        seen: Whether the learner has met each state, shape ``[n]``.

    Returns:
        The error over seen states and the error over unseen ones; NaN where there is no
        such state.
    """
    squares = (estimates - truth) ** 2
    on_seen, on_unseen = (
        math.sqrt(squares[mask].mean()) if mask.any() else math.nan
        for mask in (seen, ~seen)
    )
    return on_seen, on_unseen


# %% [markdown]
# ### The failure of the table, measured
#
# Five wheels, five seeds, more and more episodes. Two decisions, both in favour of the table: a cell without a sample gets the mean return
# of the episodes' *starts*, which are spread evenly over the lock, so it is about the best single number for a state of which nothing is
# known. And the open lock is left out of all errors: everybody knows that it is worth 0.

# %% tags=["demo"]
n_wheels, n_seeds = 5, budgets.pick(short=5, long=10)
episode_counts = budgets.pick(
    short=[100, 300, 1_000, 3_000], long=[100, 300, 1_000, 3_000, 10_000]
)
experiences = {
    (seed, count): play(count, n_wheels, np.random.default_rng([1, seed, count]))
    for count in episode_counts
    for seed in range(n_seeds)
}
every_state = all_states(n_wheels)
is_closed = (every_state != CODE).any(axis=1)
asked_states = np.random.default_rng(7).integers(len(every_state), size=2_000)


def errors_of(
    estimates: NDArray[np.float64], experience: Experience
) -> tuple[float, float]:
    """RMSE of estimates ``[n_states]`` over closed states that some experience met, and
    over those that it did not.
    """
    numbers = state_numbers(experience.states)
    seen = np.isin(np.arange(len(every_state)), numbers)
    return split_errors(estimates[is_closed], truth[is_closed], seen[is_closed])


def table_of(experience: Experience) -> NDArray[np.float64]:
    """The table that learns from some experience: ``[n_states]``."""
    default = float(experience.returns[experience.is_start].mean())
    numbers = state_numbers(experience.states)
    return table_values(numbers, experience.returns, len(every_state), default)


def measure_tables() -> NDArray[np.float64]:
    """Print coverage and errors; return the errors on seen and unseen states, shape
    ``[n_seeds, n_counts, 2]``.
    """
    errors = np.zeros((n_seeds, len(episode_counts), 2))
    print("episodes  samples  states  questions about     RMSE    RMSE")
    print("                  visited    unseen states     seen  unseen")
    for column, count in enumerate(episode_counts):
        runs = [experiences[seed, count] for seed in range(n_seeds)]
        shares = np.zeros((n_seeds, 2))
        for seed, run in enumerate(runs):
            errors[seed, column] = errors_of(table_of(run), run)
            numbers = state_numbers(run.states)
            shares[seed] = coverage(numbers, asked_states, len(every_state))
        n_samples = np.mean([len(run.states) for run in runs])
        of_states, of_questions = shares.mean(axis=0)
        on_seen, on_unseen = errors[:, column].mean(axis=0)
        print(
            f"{count:>8,}{n_samples:>9,.0f}{of_states:>8.1%}{of_questions:>17.1%}"
            f"{on_seen:>9.2f}{on_unseen:>8.2f}"
        )
    last_run = experiences[n_seeds - 1, episode_counts[-1]]
    visits = np.bincount(state_numbers(last_run.states))
    visits = visits[visits > 0]
    rare = (visits <= 2).mean()
    print(f"of the states that the last run met, {rare:.0%} were met once or twice")
    assert np.median(visits) <= 2
    return errors


with checks.demonstration():
    truth = exact_values(every_state, CODE, FACTORS, GAMMA)
    guess_error = float(truth[is_closed].std())  # of the best constant
    table_errors = measure_tables()
    print(f"one and the same number for all states, the best: RMSE {guess_error:.2f}")
    assert table_errors[:, -1].min() > 0.75 * guess_error

# %% [markdown]
# Three things to see. **Coverage** creeps: with thirty times as many episodes, most questions are still about states that the table has
# never met. **The error on unseen states** stays close to that of a constant: it *is* a constant there, and what little it falls comes
# from the questions, not from learning (the states that are left unseen resemble each other more). Experience elsewhere does not help a
# cell. And even the **seen** states are bad: most of them were met once or twice, and one return is mostly luck. A table does not fail
# by being full; it fails by being nearly empty, and thin where it is not.

# %% [markdown]
# ### The same on CartPole: which bins?
#
# The lock is made for this part; CartPole is not. Its four numbers are real, so a table has to cut each of them into bins. **How many?** Few
# bins make a small table, in which states that need different actions share a cell. Many bins tell them apart, but each cell has to be met
# on its own. Here is the library's Q-learning (part 4.4 has its box) with two, four, eight and sixteen bins for each number, five seeds each. The result of a run
# is the return that **holds**: the mean of the greedy policy's returns near the end of training, not the best that it ever touched. Before
# you run it (about a quarter of a minute): which number of bins will be best, and will any reach 475, which counts as solved?

# %% tags=["demo"]
HIGH = np.array([2.4, 2.5, 0.21, 2.5])  # position, velocity, angle, angular velocity


def cells_of(observations: NDArray[np.floating], n_bins: int) -> NDArray[np.int64]:
    """Number of the cell of each observation ``[..., 4]``: shape ``[...]``.

    Each number falls into one of ``n_bins`` bins of equal width between ``-HIGH`` and
    ``HIGH``; what lies beyond belongs to the outermost bin.
    """
    bins = ((observations / HIGH + 1.0) / 2.0 * n_bins).astype(np.int64)
    return bins.clip(0, n_bins - 1) @ n_bins ** np.arange(4)


class Binned(gym.ObservationWrapper[np.int64, np.int64, NDArray[np.float32]]):
    """CartPole-v1 for a table: the observation is the number of its cell."""

    def __init__(self, n_bins: int) -> None:
        super().__init__(gym.make("CartPole-v1"))
        self.n_bins = n_bins
        self.observation_space = gym.spaces.Discrete(n_bins**4)

    def observation(self, observation: NDArray[np.float32]) -> np.int64:
        """Return the number of an observation's cell."""
        return np.int64(cells_of(observation, self.n_bins))


def learn_in_bins(n_bins: int, n_episodes: int, seed: int) -> tuple[float, int, float]:
    """Learn CartPole by tabular Q-learning.

    Returns:
        Greedy return that holds (mean of evaluations after 80, 90 and 100 % of the
        episodes), environment steps of training, and share of the cells that it met.
    """
    env, q = Binned(n_bins), np.zeros((n_bins**4, 2))
    progress = np.arange(n_episodes) / n_episodes
    epsilon = np.maximum(1.0 - 2.0 * progress, 0.02)
    step_size = 0.22 - 0.2 * progress
    held, n_steps = list[float](), 0
    for first, last in ((0.0, 0.8), (0.8, 0.9), (0.9, 1.0)):
        part = (progress >= first) & (progress < last)
        learned = tabular.learn(
            env,
            "q_learning",
            int(part.sum()),
            seed=1_000 * seed + round(10 * first),
            epsilon=epsilon[part],
            step_size=step_size[part],
            gamma=0.99,
            initial_q=q,
        )
        q, n_steps = learned.q, n_steps + int(learned.lengths.sum())
        greedy = q.argmax(axis=1)
        returns = evaluation.returns_of(
            lambda observations, greedy=greedy: greedy[cells_of(observations, n_bins)],
            "CartPole-v1",
            seed=9_000 + seed,
            n_episodes=50,
        )
        held.append(float(returns.mean()))
    return float(np.mean(held)), n_steps, float((q != 0.0).any(axis=1).mean())


def compare_bins(n_episodes: int) -> dict[int, NDArray[np.float64]]:
    """Print how far tables come; return the returns that hold by number of bins, shape
    ``[5]`` each.
    """
    found: dict[int, NDArray[np.float64]] = {}
    print(f"Q-learning on CartPole in bins, {n_episodes:,} episodes, 5 seeds")
    print("                                 return that holds          475 or")
    print("bins    cells    met      steps   each seed, sorted   mean    more")
    for n_bins in (2, 4, 8, 16):
        runs = [learn_in_bins(n_bins, n_episodes, seed) for seed in range(5)]
        held, steps, met = (np.array(each) for each in zip(*runs, strict=True))
        found[n_bins] = held
        each = " ".join(f"{value:3.0f}" for value in np.sort(held))
        print(
            f"{n_bins:>4}{n_bins**4:>9,}{met.mean():>7.0%}{steps.mean():>11,.0f}"
            f"   {each}{held.mean():>7.0f}{(held >= 475).sum():>4} of {len(held)}"
        )
    return found


by_bins = compare_bins(budgets.pick(short=400, long=4_000))
to_goal = np.median(records.goal("cartpole").steps["DQN"])
print(f"part 5.2's network reaches 495 after {to_goal:,.0f} steps (median of 40 seeds)")
if budget == "short":
    assert max(held.max() for held in by_bins.values()) < 475
    assert max(held.mean() for held in by_bins.values()) < 475 / 2
else:  # with four thousand episodes the finer tables are ahead of the coarsest
    assert by_bins[2].mean() < 475 / 2
    assert min(by_bins[8].mean(), by_bins[16].mean()) > by_bins[2].mean() + 100

# %% [markdown]
# No table reaches 475 on any seed, and none holds half of it on average. Two different things stop them. **Coarse tables are blurred.** With
# two bins every cell was met, and often; but a pole that leans a little and one that is about to fall share a cell, and may want different
# pushes. **Fine tables are empty.** With sixteen bins the agent could tell those two apart, but it has met a few
# of a hundred cells, and what it learned about one says nothing of its neighbour. In between, a table is a little of both.
#
# Can patience replace generalisation? The long budget (`RLCOURSE_BUDGET=long`, 4,000 episodes, some minutes) shows it. Ten times the episodes
# hardly help the coarsest table, while the finer ones pull far ahead of it, after hundreds of thousands of steps. Compare that with the last
# line.

# %% [markdown]
# ## 8. Exercise 5: a network in place of the table
#
# ### 5a. Features
#
# *Easy, about 10 minutes.* A network needs numbers that mean something. The digit itself would be a poor one: 9 and 0 are neighbours on the
# wheel, and far apart as numbers. The angle of the wheel, $\varphi = 2\pi d / n$ for the digit $d$ of $n$, has no such seam when we give
# its cosine and its sine.
#
# Write `wheel_features(states, n_digits)`: for each wheel, first to last, its cosine and then its sine: $\cos\varphi_1, \sin\varphi_1,
# \cos\varphi_2, \sin\varphi_2, \dots$ as a float32 array.
#
# *Example.* With four digits, the state `[0, 2]` has the angles $0$ and $\pi$, and the features `[1, 0, -1, 0]`.
#
# <details><summary>Hint</summary>
#
# Stack cosines and sines along a *new last* axis, `[n, n_wheels, 2]`, and `reshape(n, -1)`; or fill every second column:
# `features[:, 0::2] = ...`.
#
# </details>


# %% exercise="wheel_features" task=4
def wheel_features(states: NDArray[np.int64], n_digits: int) -> NDArray[np.float32]:
    """Return the cosine and the sine of each wheel's angle.

    Args:
        states: What the wheels show, shape ``[n, n_wheels]``.
        n_digits: Number of digits on a wheel.

    Returns:
        Features, float32, shape ``[n, 2 * n_wheels]``: cosine and sine of the first
        wheel, then of the second, and so on.
    """
    # BEGIN SOLUTION
    angles = 2.0 * np.pi * states / n_digits
    pairs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)  # [n, n_wheels, 2]
    return pairs.reshape(len(states), -1).astype(np.float32)  # [n, 2 * n_wheels]
    # END SOLUTION


# %% test="wheel_features" points=1
def test_wheel_features() -> None:
    features = checks.attempt(wheel_features, np.array([[0, 2], [1, 3]]), 4)
    checks.close(
        "the features of [0, 2] and [1, 3]",
        features,
        [[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -1.0]],
        atol=1e-6,
        thought="Cosine, sine, next wheel.",
    )
    checks.array("the result", features, dtype=np.float32, thought="For PyTorch.")


# %% hidden="wheel_features" points=1
def hidden_wheel_features() -> None:
    rng = np.random.default_rng(516)
    for n, n_wheels, n_digits in [
        (1, 1, 10),
        (1, 4, 10),
        (6, 2, 3),
        (50, 5, 10),
        (3, 3, 26),
        (4, 4, 4),
        (2, 8, 7),
        (5, 3, 360),
    ]:
        states = rng.integers(n_digits, size=(n, n_wheels))
        expected = []
        for row in states.tolist():
            angles = [2.0 * math.pi * digit / n_digits for digit in row]
            expected.append(
                [f for angle in angles for f in (math.cos(angle), math.sin(angle))]
            )
        with checks.unchanged(states=states):
            features = checks.attempt(wheel_features, states, n_digits)
        checks.close(
            "the features",
            features,
            np.array(expected),
            rtol=1e-5,
            atol=2e-6,
            thought="Which feature stands in which column? One state, one wheel, "
            "another number of digits?",
        )
        checks.array(
            "the result",
            features,
            dtype=np.float32,
            thought="Which dtype do the network's weights have?",
        )
    states = np.array([[0, 2], [1, 3]])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(wheel_features, states, 4),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 5b. How many numbers does it store?
#
# *Easy, about 5 minutes.* Write `n_parameters(module)`: how many numbers training may change. A weight that two layers share counts once,
# and parameters that are frozen (`requires_grad` is false) do not count.
#
# For example `nn.Linear(4, 8)` has $4 \cdot 8$ weights and 8 biases: 40.
#
# <details><summary>Hint</summary>
#
# `module.parameters()` gives each parameter once, even a shared one. Buffers, such as constants of a scaling layer, are not among them.
#
# </details>


# %% exercise="n_parameters" task=4
def n_parameters(module: nn.Module) -> int:
    """Count the numbers of a module that training may change.

    Args:
        module: Any module; it may have no parameters.
    """
    # BEGIN SOLUTION
    return sum(
        parameter.numel()
        for parameter in module.parameters()
        if parameter.requires_grad
    )
    # END SOLUTION


# %% test="n_parameters" points=1
def test_n_parameters() -> None:
    number = checks.attempt(n_parameters, nn.Linear(4, 8))
    checks.equal(
        "the parameters of Linear(4, 8)", number, 40, thought="Weights and biases."
    )
    checks.number("the result", number, thought="A plain number, no tensor.")
    network = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
    checks.equal(
        "the parameters of 3-5-1",
        checks.attempt(n_parameters, network),
        26,
        thought="15 + 5 for the first layer, and the second?",
    )
    network[0].weight.requires_grad_(False)
    checks.equal(
        "the parameters of 3-5-1 with the first weights frozen",
        checks.attempt(n_parameters, network),
        11,
        thought="Training cannot change what is frozen.",
    )


# %% hidden="n_parameters" points=1
def hidden_n_parameters() -> None:
    layer = nn.Linear(3, 3)
    frozen = nn.Sequential(nn.Linear(2, 6), nn.Linear(6, 4, bias=False))
    frozen[0].weight.requires_grad_(False)
    tied = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(3, 4))
    tied[2].weight = tied[0].weight  # one weight, two biases
    tied_and_frozen = nn.Sequential(nn.Linear(5, 5), nn.Linear(5, 5))
    tied_and_frozen[1].weight = tied_and_frozen[0].weight
    tied_and_frozen[0].weight.requires_grad_(False)
    twins = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    twins[1].load_state_dict(twins[0].state_dict())  # equal numbers, not shared
    own = nn.Module()
    own.gain = nn.Parameter(torch.tensor(2.0))
    own.blocks = nn.ModuleDict(
        {"a": nn.Linear(2, 2), "b": nn.ModuleList([nn.GRU(2, 3)])}
    )
    counted = [
        (nn.ReLU(), 0),
        (nn.Linear(7, 1, bias=False), 7),
        (nn.Sequential(layer, nn.Tanh(), layer), 12),
        (nn.Sequential(nn.Sequential(layer, nn.Tanh()), nn.Sequential(layer)), 12),
        (frozen, 6 + 24),
        (tied, 12 + 4 + 4),
        (tied_and_frozen, 5 + 5),
        (twins, 24),
        (own, 1 + 6 + 9 * (2 + 3 + 2)),
        (nn.Sequential(nn.BatchNorm1d(5), nn.Sequential(nn.Linear(5, 2))), 10 + 12),
        (networks.Members(3, 4, (8,), 2, scale=(1.0, 2.0, 3.0, 4.0)), 3 * (40 + 18)),
        (nn.Conv2d(3, 8, 5), 3 * 8 * 25 + 8),
        (nn.Linear(3, 2).requires_grad_(False), 0),
        (nn.Linear(1, 1).to(device), 2),
        (nn.Linear(30_000, 30_000, device="meta"), 900_030_000),
    ]
    for module, expected in counted:
        with checks.unchanged(module=module):
            number = checks.attempt(n_parameters, module)
        checks.equal(
            "the number of parameters",
            number,
            expected,
            thought="Shared weights once, frozen ones not, buffers not, and layers "
            "inside layers?",
        )
        checks.number("the result", number, thought="A plain number?")


# %% [markdown]
# ### 5c. Training it on samples
#
# *Medium, about 25 minutes.* Write `fit`: `n_updates` times, draw `batch_size` rows at random from *all* rows, with replacement; compute
# the mean squared error of the network's values on them; take one step of `optimizer`. Return the loss of each update as floats.
#
# The network gives `[batch, 1]`, the targets are `[n]`. Subtract the one from the other as they are, and broadcasting makes a
# `[batch, batch]` matrix of every value against every target: no error, a falling loss, and a network that learns the mean. It is the most
# expensive silent mistake in this field. Bring both to one shape first.
#
# *Example.* One row with the input 2 and the target 6, a network `Linear(1, 1)` with weight 1 and bias 0, and SGD with a step size of
# 0.1. Value 2, error $-4$, loss 16. The gradient is $2 \cdot (-4) \cdot 2 = -16$ for the weight and $-8$ for the bias, so they become
# $2.6$ and $0.8$. The second loss is $(2.6 \cdot 2 + 0.8 - 6)^2 = 0$.
#
# <details><summary>Hint</summary>
#
# `rows = torch.randint(len(inputs), (batch_size,), generator=generator)` draws on the CPU; `rows.to(inputs.device)` brings them along.
# `network(inputs[rows]).squeeze(-1)` has the shape `[batch]`. Then the three lines of every training loop: `zero_grad`, `backward`, `step`.
#
# </details>


# %% exercise="fit" task=4
def fit(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    n_updates: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    """Fit a network to samples by minibatch gradient descent on the mean squared error.

    Args:
        network: Maps ``[batch, n_features]`` to ``[batch, 1]``. Its weights are
            changed.
        optimizer: Holds the network's parameters.
        inputs: Features, float32, shape ``[n, n_features]``, on the network's device.
        targets: Wanted values, float32, shape ``[n]``, on the same device.
        n_updates: Number of optimiser steps.
        batch_size: Rows in a batch, drawn with replacement.
        generator: Where the rows come from, on the CPU.

    Returns:
        The loss of each update, before its step, length ``n_updates``.
    """
    # BEGIN SOLUTION
    losses: list[float] = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(
            inputs.device
        )
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
    # END SOLUTION


# %% test="fit" points=1
def test_fit() -> None:
    network = nn.Linear(1, 1, device=device)
    with torch.no_grad():
        network.weight.fill_(1.0)
        network.bias.fill_(0.0)
    losses = checks.attempt(
        fit,
        network,
        torch.optim.SGD(network.parameters(), lr=0.1),
        torch.tensor([[2.0]], device=device),
        torch.tensor([6.0], device=device),
        2,
        3,
        torch.Generator().manual_seed(0),
    )
    checks.close(
        "the losses of two updates",
        losses,
        [16.0, 0.0],
        atol=1e-6,
        thought="The loss before each step, with fresh gradients?",
    )
    checks.instance("the losses", losses, list, thought="One float for each update.")
    checks.number(
        "a loss", losses[0], thought="Which method makes a float of a tensor?"
    )
    checks.close(
        "weight and bias afterwards",
        [network.weight.item(), network.bias.item()],
        [2.6, 0.8],
        thought="One step of the optimiser for each update.",
    )
    with torch.no_grad():
        network.weight.fill_(3.0)
        network.bias.fill_(0.0)
    losses = checks.attempt(
        fit,
        network,
        torch.optim.SGD(network.parameters(), lr=0.1),
        torch.tensor([[1.0], [2.0], [5.0]], device=device),
        torch.tensor([3.0, 6.0, 15.0], device=device),
        2,
        8,
        torch.Generator().manual_seed(0),
    )
    checks.close(
        "the losses of a network that gives every target exactly",
        losses,
        [0.0, 0.0],
        atol=1e-6,
        thought="Which shape has `network(inputs[rows]) - targets[rows]`?",
    )


# %% hidden="fit" points=3
def hidden_fit() -> None:
    rows_met = list[Tensor]()

    def note(_module: nn.Module, given: tuple[Tensor, ...], _output: Tensor) -> None:
        rows_met.append(given[0].detach().cpu().clone())

    generator = torch.Generator().manual_seed(517)
    n_updates = 150
    for n, n_features, batch_size, offset, momentum, rate in [
        (40, 3, 16, 3.0, 0.0, 0.1),
        (7, 1, 20, 50.0, 0.5, 0.02),
        (300, 5, 32, -20.0, 0.8, 0.01),
    ]:
        inputs = torch.randn(n, n_features, generator=generator)
        slopes = torch.randn(n_features, generator=generator)
        targets = (inputs * slopes).sum(dim=1) + offset
        inputs, targets = inputs.to(device), targets.to(device)
        network = nn.Linear(n_features, 1, device=device)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(0.5)
                parameter.grad = torch.ones_like(parameter)  # of somebody's last step
        groups = [
            {"params": [network.weight], "lr": rate},
            {"params": [network.bias], "lr": rate / 2},
        ]
        rows_met.clear()
        hook = network.register_forward_hook(note)
        with checks.unchanged(inputs=inputs, targets=targets):
            losses = checks.attempt(
                fit,
                network,
                torch.optim.SGD(groups, lr=rate, momentum=momentum),
                inputs,
                targets,
                n_updates,
                batch_size,
                torch.Generator().manual_seed(1),
            )
        hook.remove()
        checks.instance("the losses", losses, list, thought="A list?")
        checks.equal(
            "the number of losses",
            len(losses),
            n_updates,
            thought="One loss for each update?",
        )
        for loss in losses:
            checks.number(
                "a loss",
                loss,
                thought="A tensor keeps all that it was computed from. What makes a "
                "float of it?",
            )
        checks.equal(
            "the rows of each batch",
            [tuple(met.shape) for met in rows_met],
            [(batch_size, n_features)] * n_updates,
            thought="One batch for each update?",
        )
        batches = [[tuple(row) for row in met.tolist()] for met in rows_met]
        checks.equal(
            "the number of different batches",
            len({tuple(batch) for batch in batches}),
            n_updates,
            thought="Is a new batch drawn for every update?",
        )
        checks.true(
            "batches in which a row comes twice",
            sum(len(set(batch)) < batch_size for batch in batches) > n_updates // 4,
            thought="With replacement: may one row come twice in a batch?",
        )
        drawn = [row for batch in batches for row in batch]
        counts = np.array([drawn.count(tuple(row)) for row in inputs.tolist()])
        usual = len(drawn) / n
        checks.true(
            "how often each row is drawn",
            counts.sum() == len(drawn)
            and (np.abs(counts - usual) < 6 * math.sqrt(usual)).all()
            and (counts > 0).all(),
            thought="From all rows, each as likely as the others?",
        )
        # What must have happened, worked out by hand from the rows that the network was
        # given: gradients of a linear map, with momentum.
        weights, bias = torch.full((n_features,), 0.5, dtype=torch.float64), 0.5
        push, bias_push = torch.zeros_like(weights), 0.0
        expected = list[float]()
        for met in rows_met:
            exact = met.double()
            errors = exact @ (weights - slopes.double()) + bias - offset
            expected.append(float((errors**2).mean()))
            push = momentum * push + 2.0 * (errors[:, None] * exact).mean(dim=0)
            bias_push = momentum * bias_push + 2.0 * float(errors.mean())
            weights, bias = weights - rate * push, bias - rate / 2 * bias_push
        thought = (
            "Mean squared error of value and target of the same row, before the step? "
            "Are old gradients gone? Whose step is it?"
        )
        checks.close(
            "the losses",
            losses,
            expected,
            rtol=1e-3,
            atol=1e-6 * offset**2,
            thought=thought,
        )
        checks.close(
            "weights and bias",
            [*network.weight.detach().cpu()[0].tolist(), network.bias.item()],
            [*weights.tolist(), bias],
            rtol=1e-3,
            atol=1e-4,
            thought=thought,
        )

    line = nn.Linear(2, 1, device=device)

    def learned(given: torch.Generator) -> list[float]:
        with torch.no_grad():
            line.weight.fill_(0.5)
            line.bias.fill_(0.0)
        optimizer = torch.optim.Adam(line.parameters(), lr=0.01)
        points = torch.arange(24.0, device=device).reshape(12, 2) / 10.0
        wanted = torch.arange(12.0, device=device) ** 2
        found = checks.attempt(fit, line, optimizer, points, wanted, 3, 4, given)
        return [*found, *line.weight.detach().cpu()[0].tolist()]

    checks.makes_no_generator(
        fit, thought="Does every random number come from the generator itself?"
    )
    checks.draws_only_from_its_generator(
        learned,
        kind="torch",
        thought="Does all randomness come from the generator that was given?",
    )
    rows_met.clear()
    network = nn.Linear(1, 1, device=device)
    hook = network.register_forward_hook(note)
    given = torch.Generator().manual_seed(2)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    points, wanted = torch.randn(50, 1, device=device), torch.zeros(50, device=device)
    for _ in range(2):
        checks.attempt(fit, network, optimizer, points, wanted, 4, 10, given)
    hook.remove()
    checks.true(
        "other batches in a second call with the same generator",
        len(rows_met) == 8 and not torch.equal(rows_met[0], rows_met[4]),
        thought="Does that generator move on?",
    )
    before = network.weight.item()
    none = checks.attempt(fit, network, optimizer, points, wanted, 0, 4, given)
    checks.equal(
        "the losses of no updates", none, [], thought="And if there is nothing to do?"
    )
    checks.equal(
        "a weight after no updates",
        network.weight.item(),
        before,
        thought="And if there is nothing to do?",
    )


# %% [markdown]
# ### Put it to work
#
# One network, two hidden layers of 64, on the 3,000 episodes of the first seed: the same samples that the table had. Values of some tens
# would need large weights, so the last layer's output is multiplied by ten.


# %% tags=["demo"]
class TimesTen(nn.Module):
    """Multiplies by ten: brings a network's outputs into the range of the values."""

    def forward(self, values: Tensor) -> Tensor:
        """Scale values of any shape."""
        return 10.0 * values


n_updates = 1_000


def learn_first_run() -> None:
    """Fit one network to the first seed's 3,000 episodes, and hold it against the
    table.
    """
    network = nn.Sequential(networks.mlp(2 * n_wheels, (64, 64), 1), TimesTen())
    network = network.to(device)
    run = experiences[0, 3_000]
    fit(
        network,
        torch.optim.Adam(network.parameters(), lr=1e-3),
        torch.from_numpy(wheel_features(run.states, N_DIGITS)).to(device),
        torch.from_numpy(run.returns.astype(np.float32)).to(device),
        n_updates,
        128,
        torch.Generator().manual_seed(5),
    )
    with torch.no_grad():
        inputs = torch.from_numpy(wheel_features(every_state, N_DIGITS)).to(device)
        values = network(inputs).squeeze(-1).cpu().double().numpy()
    stored = n_parameters(network)
    print(f"the table stores {len(every_state):,} numbers, the network {stored:,}")
    by_table, by_network = table_errors[0, 3], errors_of(values, run)
    for where, old, new in zip(("seen", "unseen"), by_table, by_network, strict=True):
        print(f"RMSE on {where} states: table {old:.2f}, network {new:.2f}")
    assert by_network[1] < 0.6 * by_table[1]


with checks.demonstration():
    learn_first_run()

# %% [markdown]
# Compare the network's error on states that it has *never* seen with the table's on states that it *has*. The network pools what
# different states have in common, and so it also averages the luck out of single returns.
#
# ### Over seeds, over experience
#
# One seed proves nothing. Five networks are trained side by side in one batched network (`networks.Members`), each on its own seed's
# episodes and from its own first weights; each table gets the very same samples as its network.


# %% alt="RMSE against the true values over episodes of experience, with 95 % intervals over 5 runs: the table stays near 3.2, on seen and unseen states, the network falls below 1 on both." tags=["demo"]
def fit_members(
    inputs: Sequence[NDArray[np.float32]],
    returns: Sequence[NDArray[np.float64]],
    seed: int,
    n_updates: int = n_updates,
) -> networks.Members:
    """Fit one network to each set of samples, side by side; they give tenths of values.

    Args:
        inputs: Features of each set, shape ``[n_samples, n_features]``.
        returns: Returns of each set, shape ``[n_samples]``.
        seed: First weights and batches.
        n_updates: Optimiser steps; the step size falls to a fiftieth along the way.
    """
    torch.manual_seed(seed)
    members = networks.Members(len(inputs), inputs[0].shape[1], (64, 64), 1).to(device)
    optimizer = torch.optim.Adam(members.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, n_updates)
    generator = torch.Generator().manual_seed(seed)
    features = [torch.from_numpy(each).to(device) for each in inputs]
    targets = [torch.from_numpy(each.astype(np.float32)).to(device) for each in returns]
    for _ in range(n_updates):
        drawn = [
            torch.randint(len(each), (128,), generator=generator).to(device)
            for each in targets
        ]
        pairs = list(zip(features, targets, drawn, strict=True))
        batch = torch.stack([each[rows] for each, _, rows in pairs])
        wanted = torch.stack([each[rows] for _, each, rows in pairs])
        values = 10.0 * members(batch).squeeze(-1)  # [n_members, 128], as wanted
        loss = ((values - wanted) ** 2).mean(dim=1).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return members


def values_of(
    members: networks.Members, inputs: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Values of all members for inputs ``[n, n_features]``: shape ``[members, n]``."""
    n_members = members.weights[0].shape[0]
    with torch.no_grad():
        given = torch.from_numpy(inputs).to(device).expand(n_members, -1, -1)
        return 10.0 * members(given).squeeze(-1).cpu().double().numpy()


def learn_all(
    count: int, display: NDArray[np.int64], seed: int, n_updates: int = n_updates
) -> NDArray[np.float64]:
    """Values that networks learn from each seed's ``count`` episodes.

    Args:
        count: Number of episodes.
        display: What each state shows to the network, shape ``[n_states, n_wheels]``.
        seed: First weights and batches.
        n_updates: Optimiser steps.

    Returns:
        Values of all states, shape ``[n_seeds, n_states]``.
    """
    inputs = wheel_features(display, N_DIGITS)  # [n_states, 10]
    runs = [experiences[number, count] for number in range(n_seeds)]
    members = fit_members(
        [inputs[state_numbers(run.states)] for run in runs],
        [run.returns for run in runs],
        seed,
        n_updates,
    )
    return values_of(members, inputs)


def errors_by_seed(values: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """RMSE on seen and unseen states of each seed's values: ``[n_seeds, 2]``."""
    return np.array(
        [errors_of(own, experiences[seed, count]) for seed, own in enumerate(values)]
    )


def compare_over_experience() -> None:
    """Draw the errors of tables and networks over experience, and print the last."""
    _, axes = plt.subplots()
    for name, errors, colours in (
        ("table", table_errors, (5, 1)),
        ("network", network_errors, (4, 0)),
    ):
        for kind, where in enumerate(("seen", "unseen")):
            plots.curve_with_interval(
                axes,
                episode_counts,
                errors[..., kind],
                label=f"{name}, {where} states",
                colour=plots.PALETTE[colours[kind]],
            )
        low, high = plots.mean_interval(errors[:, -1:, 1])
        print(
            f"{name:<8} on unseen states, {episode_counts[-1]:,} episodes: "
            f"RMSE {errors[:, -1, 1].mean():.2f} "
            f"[95 % interval over {n_seeds} seeds {low[0]:.2f}, {high[0]:.2f}]"
        )
    axes.set(
        xscale="log",
        ylim=(0.0, None),
        xlabel="episodes of experience",
        ylabel="RMSE against the true values",
    )
    axes.legend()
    plt.show()


with checks.demonstration():
    network_values = {
        count: learn_all(count, every_state, seed=number)
        for number, count in enumerate(
            live.progress(episode_counts, description="experience")
        )
    }
    network_errors = np.stack(
        [errors_by_seed(values, count) for count, values in network_values.items()],
        axis=1,
    )  # [n_seeds, n_counts, 2]
    compare_over_experience()
    assert network_errors[:, -1, 1].max() < 0.5 * table_errors[:, -1].min()
    assert network_errors[:, -1, 1].mean() < 0.6 * network_errors[:, 0, 1].mean()

# %% [markdown]
# For the network, unseen states are nearly as good as seen ones, and every episode helps everywhere. For the table, an episode helps the
# states that were in it.
#
# ### A network can behave like a table
#
# It has thousands of weights, and a hundred episodes are some two thousand samples: with enough updates it can learn each sample's luck by
# heart. Here are the hundred episodes again, once as above, and once with four times as many updates.


# %% tags=["demo"]
def error_on_samples(values: NDArray[np.float64], experience: Experience) -> float:
    """RMSE of values ``[n_states]`` against the returns that they were fitted to."""
    gaps = values[state_numbers(experience.states)] - experience.returns
    return math.sqrt((gaps**2).mean())


def train_on() -> None:
    """Compare networks after 1,000 and after 4,000 updates on the same 100 episodes."""
    longer = learn_all(100, every_state, seed=0, n_updates=4 * n_updates)
    means: list[NDArray[np.float64]] = []
    print("on 100 episodes     its samples   seen   unseen   [95 % interval]")
    for length, by_seed in ((1, network_values[100]), (4, longer)):
        on_samples = [
            error_on_samples(values, experiences[seed, 100])
            for seed, values in enumerate(by_seed)
        ]
        errors = np.column_stack([on_samples, errors_by_seed(by_seed, 100)])
        low, high = plots.mean_interval(errors)
        means.append(errors.mean(axis=0))
        print(
            f"{length * n_updates:>6,} updates: RMSE{means[-1][0]:>8.2f}"
            f"{means[-1][1]:>9.2f}{means[-1][2]:>9.2f}   [{low[2]:.2f}, {high[2]:.2f}]"
        )
    assert means[1][0] < means[0][0]
    assert (means[1][1:] > means[0][1:] + 0.2).all()


with checks.demonstration():
    train_on()

# %% [markdown]
# On its own samples the network became better, and on the truth worse, for seen states too: what it learned by heart is noise. (Outside of
# this notebook nobody has the truth. There one keeps some samples back, and stops when the error on *those* begins to rise: parts 3.6 and
# 3.7.)
# Generalisation does not come with the word "network". It takes enough samples for the weights that there are, or an end in time.
#
# ### What are the values good for?
#
# An error is an abstract thing. So let both *act*: in each step look at all ten turns (each wheel, up or down), and take the one that leads
# to the best value, ties broken at random. That is one step of policy improvement (4.6). Each seed opens 200 locks that begin at random.


# %% tags=["demo"]
def share_opened(
    values: NDArray[np.float64], seed: int, n_locks: int = 200, max_turns: int = 60
) -> tuple[float, float]:
    """Act greedily on state values ``[n_states]``: share of the locks that open, and
    turns for each that did.
    """
    generator = np.random.default_rng([2, seed])
    shown = generator.integers(N_DIGITS, size=(n_locks, n_wheels))
    turns = np.where((shown == CODE).all(axis=1), 0, -1)
    one_up = np.eye(n_wheels, dtype=np.int64)
    moves = np.concatenate([one_up, -one_up])  # [10, n_wheels]
    for turn in range(1, max_turns + 1):
        options = (shown[:, None, :] + moves) % N_DIGITS  # [n_locks, 10, n_wheels]
        ahead = values[state_numbers(options.reshape(-1, n_wheels))]
        ahead = ahead.reshape(n_locks, -1)  # [n_locks, 10]
        tied = ahead == ahead.max(axis=1, keepdims=True)
        chosen = np.where(tied, generator.random(ahead.shape), -1.0).argmax(axis=1)
        turned = options[np.arange(n_locks), chosen]
        shown = np.where((turns < 0)[:, None], turned, shown)
        turns[(turns < 0) & (shown == CODE).all(axis=1)] = turn
    done = turns >= 0
    return float(done.mean()), float(turns[done].mean()) if done.any() else math.nan


def open_locks() -> NDArray[np.float64]:
    """Print and return the shares of locks that open, by table and by network, shape
    ``[n_seeds, n_counts, 2]``.
    """
    shares = np.zeros((n_seeds, len(episode_counts), 2))
    print("locks opened: mean over seeds (and the worst of them)")
    print("episodes        by the table    by the network")
    for column, count in enumerate(episode_counts):
        for seed in range(n_seeds):
            by_table = table_of(experiences[seed, count])
            by_network = network_values[count][seed]
            shares[seed, column] = [
                share_opened(np.where(is_closed, values, 0.0), seed)[0]
                for values in (by_table, by_network)
            ]
        told = [
            f"{mean:>9.1%} ({worst:.1%})"
            for mean, worst in zip(
                shares[:, column].mean(axis=0),
                shares[:, column].min(axis=0),
                strict=True,
            )
        ]
        print(f"{count:>8,}{told[0]:>20}{told[1]:>18}")
    last = np.where(is_closed, network_values[episode_counts[-1]][0], 0.0)
    for name, values in (("the last network of seed 0", last), ("true values", truth)):
        print(f"turns for each lock with {name}: {share_opened(values, 0)[1]:.1f}")
    return shares


with checks.demonstration():
    opened = open_locks()
    assert opened[:, -1, 1].min() > 0.95
    assert (opened[..., 0].mean(axis=0) < opened[..., 1].mean(axis=0) - 0.2).all()
    assert opened[:, -1, 0].mean() < opened[:, 1, 0].mean() - 0.05

# %% [markdown]
# On the network's values the agent soon opens every lock. They still have errors, but they *slope* the right way, and that is all a greedy
# agent needs. On the table it finds the way only close to the code, where experience is thick; elsewhere it walks to a cell with one lucky
# return, and stays around it. Oddly, beyond some hundred episodes *more* of them make this worse: an empty table is flat, so the agent
# strolls at random until it meets something known. A table full of single lucky returns is a landscape of traps.
#
# ## 9. Where the table wins
#
# Is the network simply better? No. Generalisation is a bet that similar inputs have similar values. Here are two cases where it is
# not worth taking, and then both at once.
#
# **A small problem.** Two wheels, a hundred states, plenty of episodes: every state is met many times, and the table's means go to the
# truth. (The network gets four times the updates that it had before, to be fair.)
#
# **No structure.** Suppose somebody scrambled the display: each state shows the digits of another state, by a secret list. The lock is the
# same, the samples are the same. To a table a state is only a name, so its result is *exactly* the same. To the network, neighbours no
# longer resemble each other.


# %% tags=["demo"]
small_states = all_states(2)
small_closed = (small_states != CODE[:2]).any(axis=1)
scrambled = np.random.default_rng(8).permutation(100)  # what each state shows instead
small_runs = [
    play(20_000, 2, np.random.default_rng([3, seed])) for seed in range(n_seeds)
]


def small_errors_of(by_seed: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """RMSE of each seed's values ``[100]`` over the 99 closed states: ``[n_seeds]``."""
    exact = exact_values(small_states, CODE[:2], FACTORS, GAMMA)[small_closed]
    gaps = np.array([values[small_closed] for values in by_seed]) - exact
    return np.sqrt((gaps**2).mean(axis=1))


def small_tables(names: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Tables of each seed, where state ``s`` goes by the number ``names[s]``."""
    return [
        table_values(names[state_numbers(run.states)], run.returns, 100, 0.0)
        for run in small_runs
    ]


def small_networks(display: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values ``[n_seeds, 100]`` that networks learn, where states show ``display``."""
    inputs = wheel_features(display, N_DIGITS)  # [100, 4]
    members = fit_members(
        [inputs[state_numbers(run.states)] for run in small_runs],
        [run.returns for run in small_runs],
        seed=9,
        n_updates=4 * n_updates,
    )
    return values_of(members, inputs)


def compare_on_small_lock() -> None:
    """Tables against networks on two wheels, with the true and a scrambled display."""
    began = stopwatch.now()
    tables = small_tables(np.arange(100))
    after_tables = stopwatch.now()
    values = small_networks(small_states)
    after_networks = stopwatch.now()
    for own, renamed in zip(tables, small_tables(scrambled), strict=True):
        assert np.array_equal(renamed[scrambled], own)  # a name is only a name
    errors = {
        "table": small_errors_of(tables),
        "network": small_errors_of(list(values)),
        "network, scrambled display": small_errors_of(
            list(small_networks(small_states[scrambled]))
        ),
    }
    stored = n_parameters(networks.mlp(4, (64, 64), 1))
    print("two wheels, 100 states, every closed one met")
    print(f"the table stores 100 numbers, the network {stored:,}")
    for name, found in errors.items():
        low, high = plots.mean_interval(found[:, None])
        print(
            f"  {name:<28}RMSE {found.mean():.3f}  "
            f"[95 % interval over {n_seeds} seeds {low[0]:.3f}, {high[0]:.3f}]"
        )
    print(
        f"CPU time for {n_seeds} seeds: tables {after_tables - began:.3f} s, "
        f"networks side by side {after_networks - after_tables:.1f} s"
    )
    assert errors["table"].mean() < 1.2 * errors["network"].mean()
    assert errors["table"].max() < 0.5 * errors["network, scrambled display"].min()


with checks.demonstration():
    compare_on_small_lock()

# %% [markdown]
# On the true display the two are close (compare the intervals). But the network needs dozens of times as many numbers, a step size, and far
# more computing (compare the two times), and gains nothing by it. On the scrambled display the table wins by far, and does not even notice.
#
# And now five wheels *with* a scrambled display. Neither has a chance on unseen states. There is nothing to generalise from, and
# no learner could know better.

# %% tags=["demo"]
with checks.demonstration():
    other_display = np.random.default_rng(10).permutation(every_state)
    scrambled_errors = errors_by_seed(learn_all(3_000, other_display, seed=11), 3_000)
    print("five wheels, 3,000 episodes, RMSE on unseen states, mean over seeds:")
    print(f"  table, either display        {table_errors[:, 3, 1].mean():.2f}")
    print(f"  network, true display        {network_errors[:, 3, 1].mean():.2f}")
    print(f"  network, scrambled display   {scrambled_errors[:, 1].mean():.2f}")
    assert scrambled_errors[:, 1].min() > table_errors[:, 3, 1].max()

# %% [markdown]
# Scrambled, the network is even worse than the table: it learns the average of its *samples*, and most of these come from the end of an
# episode, close to the open lock, while unseen states are far from it. What a network says about states unlike its samples is a guess with
# a straight face. Remember that when an agent of yours meets something new.
#
# ## 10. Summary and outlook


# %% tags=["demo"]
def show_summary() -> None:
    """Print the numbers that the summary speaks of."""
    print(
        f"{n_wheels} wheels, {len(every_state):,} states, {n_seeds} seeds, "
        f"{episode_counts[-1]:,} episodes; mean RMSE on unseen states:"
    )
    print(f"  one constant   {guess_error:.2f}")
    print(f"  table          {table_errors[:, -1, 1].mean():.2f}")
    print(f"  network        {network_errors[:, -1, 1].mean():.2f}")
    by_table, by_network = opened[:, -1].mean(axis=0)
    print(
        f"greedy on the table opens {by_table:.0%} of the locks, "
        f"on the network {by_network:.0%}"
    )


with checks.demonstration():
    show_summary()

# %% [markdown]
# - The number of states is the *product* of the sizes of the features: exponential in their number. Count before you start.
# - A table fails by lack of experience long before memory is full: coverage stays small, states that were not met learn nothing, and those
#   met once learn luck.
# - A network stores a fixed number of parameters and shares them: every sample moves many values. On unseen states it was nearly as good
#   as on seen ones, because wheels that look alike are alike.
# - That is a bet on structure and on features. Small problems, and problems without structure, belong to the table.
#
# **Where it leads.** Here the targets were whole returns of a policy that stood still: plain regression. In 5.2 the targets come from the
# network itself, and the policy changes while it learns. Then the sharing turns dangerous, since an update for one state moves the
# targets of others. Part 5.3 shows what holds it in place.
#
# **Further reading.** Sutton and Barto, sections 9.4 to 9.8, on linear methods, features and networks, and 9.9 on memory-based
# approximation, a third way. Tesauro, *Temporal difference learning and TD-Gammon* (1995): a network in place of a table of about $10^{20}$
# states, years before anybody said "deep".
