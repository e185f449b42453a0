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
import time
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding
from rlcourse.agents import networks
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
    """Let the policy open locks that begin at random (an episode that begins open has
    no step).
    """
    code = CODE[:n_wheels]
    shown = generator.integers(N_DIGITS, size=(n_episodes, n_wheels))
    states, times, episodes = (
        list[NDArray[np.int64]](),
        list[NDArray[np.int64]](),
        list[NDArray[np.int64]](),
    )
    lengths, clock = np.zeros(n_episodes, dtype=np.int64), 0
    closed = np.flatnonzero((shown != code).any(axis=1))
    while closed.size:
        states.append(shown[closed])
        times.append(np.full(closed.size, clock))
        episodes.append(closed)
        offsets = (shown[closed] - code) % N_DIGITS  # [n_closed, n_wheels]
        wheel = np.where(offsets != 0, generator.random(offsets.shape), -1.0).argmax(
            axis=1
        )  # a wrong one, at random
        shorter = np.where(
            2 * offsets[np.arange(closed.size), wheel] <= N_DIGITS, -1, 1
        )
        turn = np.where(generator.random(closed.size) < RIGHT_WAY, shorter, -shorter)
        shown[closed, wheel] = (shown[closed, wheel] + turn) % N_DIGITS
        clock += 1
        lengths[closed] = clock
        closed = closed[(shown[closed] != code).any(axis=1)]
    when, whose = np.concatenate(times), np.concatenate(episodes)
    steps_left = lengths[whose] - when
    returns = -(1.0 - GAMMA ** steps_left.astype(np.float64)) / (1.0 - GAMMA)
    return Experience(np.concatenate(states), returns.astype(np.float64), when == 0)


def state_numbers(states: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of each state, shape ``[n]``: the digits ``[n, n_wheels]``, read as one
    number.
    """
    return states @ 10 ** np.arange(states.shape[1])[::-1]


def all_states(n_wheels: int) -> NDArray[np.int64]:
    """Every state in the order of its number, shape ``[10 ** n_wheels, n_wheels]``."""
    return np.stack(
        np.unravel_index(np.arange(N_DIGITS**n_wheels), (N_DIGITS,) * n_wheels), axis=1
    ).astype(np.int64)


# %% tags=["demo"]
def show_lock() -> None:
    """Show: 1. the lock."""
    one = play(1, 3, np.random.default_rng(5))
    print(f"the code is {CODE[:3]}; one episode, with the return from each state:")
    for shown, _return in zip(one.states, one.returns, strict=True):
        print(f"  {shown}   {_return:6.2f}")


show_lock()

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
    cells = checks.attempt(table_cells, [10, 10, 10], 6)
    checks.equal(
        "the cells of a lock with three wheels",
        cells,
        6000,
        thought="The sizes multiply, and each state has a cell for each action.",
    )
    checks.equal(
        "the cells for sizes 2 and 3, 4 actions",
        checks.attempt(table_cells, [2, 3], 4),
        24,
        thought="2 times 3 states.",
    )
    checks.raises(
        ValueError,
        lambda: table_cells([10, 0], 6),
        thought="What should happen with a feature of no values?",
    )


# %% hidden="table_cells" points=1
def hidden_table_cells() -> None:
    _rng = np.random.default_rng(511)
    for n in (0, 1, 2, 5, 20, 40, 80):
        sizes, n_actions = (
            _rng.integers(1, 200, size=n).tolist(),
            int(_rng.integers(1, 60)),
        )
        expected_cells = n_actions
        for size in sizes:
            expected_cells *= size
        for given in (sizes, tuple(sizes)):
            cells = checks.attempt(table_cells, given, n_actions)
            checks.equal(
                "the number of cells",
                cells,
                expected_cells,
                thought="Exactly, with no features, and with eighty of them?",
            )
    checks.raises(
        ValueError,
        lambda: table_cells([3, -2, -1], 4),
        thought="May two negative sizes cancel?",
    )
    checks.raises(ValueError, lambda: table_cells([3], 0), thought="And no actions?")


# %% [markdown]
# With that function one can look at a few problems before touching them. CartPole's four numbers are real, so a table needs them cut into
# bins. An agent for Atari games is often given 84 by 84 pixels of 256 greys: most such pictures never occur in a game, but who could say
# beforehand which.


# %% tags=["demo", "nbval-check-output"]
def show_mathematics_as_far() -> None:
    """Show: 2. the mathematics, as far as the code needs it."""
    for _n_wheels in (1, 2, 3, 5, 8, 12):
        print(
            f"a lock with {_n_wheels:>2} wheels: "
            f"{table_cells([10] * _n_wheels, 2 * _n_wheels):>20,} "
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f"cells"
        )
    for bins in (10, 100, 1000):
        print(
            f"CartPole in {bins:>4} bins for each number: "
            f"{table_cells([bins] * 4, 2):>20,} "
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f""
            f"cells"
        )
    print(
        f"an 84 by 84 grey picture, 18 actions: a number with "
        f"{math.floor(84 * 84 * math.log10(256) + math.log10(18)) + 1:,} "
        f""
        f""
        f""
        f""
        f""
        f""
        f""
        f""
        f""
        f"digits"
    )


with checks.demonstration():
    show_mathematics_as_far()

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
# *Example.* Three digits, `factors = [1, 0.5, 0.5]`, $\gamma = 0.75$, code `[0, 2]`. In the state `[0, 2]` the product is 1 and the value
# 0: the lock is open. In `[1, 1]` the offsets are 1 and $(1 - 2) \bmod 3 = 2$, the product is $0.25$, the value $-0.75 / 0.25 = -3$.
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
    factors = np.array([1.0, 0.5, 0.5])
    values = checks.attempt(
        exact_values, np.array([[0, 2], [1, 1]]), np.array([0, 2]), factors, 0.75
    )
    checks.close(
        "the values of [0, 2] and [1, 1]",
        values,
        [0.0, -3.0],
        thought="One product for each state, over its wheels.",
    )
    values = checks.attempt(
        exact_values,
        np.array([[0, 1], [0, 0], [2, 2]]),
        np.array([0, 2]),
        factors,
        0.75,
    )
    checks.close(
        "the values of [0, 1], [0, 0] and [2, 2]",
        values,
        [-2.0, -2.0, -2.0],
        thought="A single wheel is wrong in each.",
    )


# %% hidden="exact_values" points=2
def hidden_exact_values() -> None:
    _rng = np.random.default_rng(512)
    for n, _n_wheels, n_digits in [
        (1, 1, 2),
        (5, 1, 10),
        (3, 3, 3),
        (40, 4, 10),
        (30, 7, 6),
        (4, 5, 9),
        (2, 12, 10),
    ]:
        states, code = (
            _rng.integers(n_digits, size=(n, _n_wheels)),
            _rng.integers(n_digits, size=_n_wheels),
        )
        states[0] = code
        gamma = float(_rng.uniform(0.5, 0.99))
        factors = wheel_factors(n_digits, float(_rng.uniform(0.6, 1.0)), gamma)
        expected_values = []
        for row in states.tolist():
            distances = [
                min(abs(s - c), n_digits - abs(s - c))
                for s, c in zip(row, code.tolist(), strict=True)
            ]
            log = sum(math.log(factors[distance]) for distance in distances)
            expected_values.append((math.exp(log) - 1.0) / (1.0 - gamma))
        with checks.unchanged(states=states, code=code, factors=factors):
            values = checks.attempt(exact_values, states, code, factors, gamma)
        checks.close(
            "the values",
            values,
            np.array(expected_values),
            rtol=1e-9,
            atol=1e-9,
            thought=(
                "Does it hold for any number of wheels and digits, for one state "
                "alone, "
                "and around the circle?"
            ),
        )


# %% [markdown]
# Is the argument with the product right? Three wheels are few enough to hold it against dynamic programming: a thousand Bellman
# equations, with a thousand unknowns, which know nothing of products. We solve them once, and then never need them again.


# %% tags=["demo"]
def values_by_dynamic_programming(n_wheels: int) -> NDArray[np.float64]:
    """Solve the Bellman equations of the policy, one for each state, shape ``[10 **
    n_wheels]``.
    """
    states, code = all_states(n_wheels), CODE[:n_wheels]
    offsets = (states - code) % N_DIGITS
    wrong, rows = offsets != 0, np.arange(len(states))
    system, costs = np.eye(len(states)), np.where(wrong.any(axis=1), -1.0, 0.0)
    for wheel in range(n_wheels):
        shorter = np.where(2 * offsets[:, wheel] <= N_DIGITS, -1, 1)
        chosen = wrong[:, wheel] / np.maximum(
            wrong.sum(axis=1), 1
        )  # a wrong wheel, each with the same probability
        for way, share in ((shorter, RIGHT_WAY), (-shorter, 1.0 - RIGHT_WAY)):
            turned = states.copy()
            turned[:, wheel] = (turned[:, wheel] + way) % N_DIGITS
            system[rows, state_numbers(turned)] -= GAMMA * chosen * share
    return np.linalg.solve(system, costs).astype(np.float64)


def show_truth_about_lock() -> None:
    """Show: the truth about a lock that is too large to list."""
    equations = values_by_dynamic_programming(3)
    products = exact_values(all_states(3), CODE[:3], FACTORS, GAMMA)
    print(
        f"1,000 Bellman equations against the product of ten numbers: largest "
        f"difference {np.abs(equations - products).max():.1e}"
    )
    assert np.allclose(equations, products)


with checks.demonstration():
    show_truth_about_lock()

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
#
# (First a small tool for the tests: it finds the horizontal lines of a figure.)


# %%
def levels_of(axes: Axes) -> list[float]:
    """Heights of the horizontal lines in ``axes``, however they were drawn."""
    pieces = [np.asarray(line.get_ydata(), dtype=float) for line in axes.get_lines()]
    for collection in axes.collections:
        if isinstance(collection, LineCollection):
            pieces += [
                np.asarray(segment, dtype=float)[:, 1]
                for segment in collection.get_segments()
            ]
    return [
        float(piece[0])
        for piece in pieces
        if piece.size > 1 and np.allclose(piece, piece[0])
    ]


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
    figure = checks.figure(
        checks.attempt(growth_figure, [1, 2, 3], [2, 10], 500.0),
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
    checks.line(
        "the line of 2 digits",
        axes,
        [1, 2, 3],
        [2.0, 4.0, 8.0],
        thought="The number of digits to the power of the wheels.",
    )
    checks.line(
        "the line of 10 digits",
        axes,
        [1, 2, 3],
        [10.0, 100.0, 1000.0],
        thought="One line for each number of digits.",
    )
    checks.true(
        "a horizontal line at 500",
        500.0 in levels_of(axes),
        thought="Where does memory end?",
    )
    legend = axes.get_legend()
    texts = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    checks.equal(
        "the names that the legend must have",
        [name in texts for name in ("2 digits", "10 digits")],
        [True, True],
        thought="Labels?",
    )
    plt.close("all")


# %% hidden="growth_figure" points=2
def hidden_growth_figure() -> None:
    for wheels, digits, limit in [
        ([1, 2], [7], 3.0),
        ([2, 5, 9, 30], [2, 3, 10, 16], 2.0**31),
        (list(range(1, 41)), [26, 10], 1e9),
    ]:
        with checks.unchanged(n_wheels=wheels, n_digits=digits):
            figure = checks.figure(
                checks.attempt(growth_figure, wheels, digits, limit),
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
        for n_digits in digits:
            expected_counts = [math.exp(k * math.log(n_digits)) for k in wheels]
            checks.line(
                "the line of a number of digits",
                axes,
                wheels,
                expected_counts,
                thought="Is it right for thirty wheels too?",
            )
            named = [
                line
                for line in axes.get_lines()
                if line.get_label() == f"{n_digits} digits"
            ]
            checks.equal(
                "the lines of that name",
                len(named),
                1,
                thought="Does each line carry its own name?",
            )
            drawn = np.asarray(named[0].get_ydata(), dtype=float)
            thought = "Does each line carry its own name?"
            checks.close(
                "the line under its name",
                drawn,
                np.array(expected_counts),
                rtol=1e-4,
                thought=thought,
            )
        found = any(math.isclose(level, limit) for level in levels_of(axes))
        checks.true(
            "a horizontal line at the limit",
            found,
            thought="Does the line follow the argument `limit`?",
        )
        legend = axes.get_legend()
        texts = (
            [] if legend is None else [text.get_text() for text in legend.get_texts()]
        )
        checks.true(
            "a legend of all names",
            {f"{n} digits" for n in digits} <= set(texts),
            thought="Can a reader tell the lines apart?",
        )
    plt.close("all")


# %% alt="Number of states against the number of wheels, logarithmic: four straight lines, the steeper the more digits; ten digits pass what memory holds at ten wheels." tags=["demo"]
def show_exponential_growth_drawn() -> None:
    """Show: exponential growth, drawn."""
    memory_cells = 16 * 2**30 // 8  # 16 GiB of float64
    growth_figure(range(1, 16), [2, 4, 10, 26], float(memory_cells))
    plt.show()
    fits = {
        cells: {
            digits: max(k for k in range(1, 64) if digits**k <= cells)
            for digits in (2, 4, 10, 26)
        }
        for cells in (2**31, 2**41)
    }
    for _cells, largest in fits.items():
        print(
            f"{_cells * 8 // 2**30:>6,} GiB hold the values of "
            + ", ".join(f"{k} wheels of {digits}" for digits, k in largest.items())
        )
    assert fits[2**41][10] - fits[2**31][10] == 3


with checks.demonstration():
    show_exponential_growth_drawn()

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
# *Example.* The numbers `[2, 0, 2]` with the returns `[-4, -1, -6]`, four states, default 9: the table is `[-1, 9, -5, 9]`.
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
    table = checks.attempt(
        table_values, np.array([2, 0, 2]), np.array([-4.0, -1.0, -6.0]), 4, 9.0
    )
    thought = "The mean of the returns of each state; the default for those without."
    checks.close("the table", table, [-1.0, 9.0, -5.0, 9.0], thought=thought)


# %% hidden="table_values" points=2
def hidden_table_values() -> None:
    _rng = np.random.default_rng(513)
    for n, n_states in [
        (0, 3),
        (1, 1),
        (1, 5),
        (30, 4),
        (50, 40),
        (500, 7),
        (200, 1000),
    ]:
        numbers, returns = (
            _rng.integers(n_states, size=n),
            np.round(_rng.normal(scale=5.0, size=n)),
        )  # some returns are 0
        if n > 20:
            numbers[:5], returns[:5] = 0, [2.0, -2.0, 2.0, -2.0, 0.0]
            numbers[5:][numbers[5:] == 0] = 1  # the returns of state 0 sum to zero
        default = float(_rng.normal())
        lists = [list[float]() for _i in range(n_states)]
        for number, _return in zip(numbers.tolist(), returns.tolist(), strict=True):
            lists[number].append(_return)
        expected_table = [
            sum(_list) / len(_list) if _list else default for _list in lists
        ]
        with checks.unchanged(numbers=numbers, returns=returns):
            table = checks.attempt(table_values, numbers, returns, n_states, default)
        thought = (
            "Is it a mean for states met often? What of a state whose returns sum to "
            "zero, or of no samples at all?"
        )
        checks.close(
            "the table",
            table,
            np.array(expected_table),
            rtol=1e-9,
            atol=1e-9,
            thought=thought,
        )


# %% [markdown]
# ### 4b. Coverage
#
# *Easy, about 10 minutes.* Write `coverage(visited, asked, n_states)`. It returns two numbers: the share of all states that were visited at
# least once, and the share of the questions in `asked` that are about a state that was *never* visited. A state that is asked twice is two
# questions.
#
# *Example.* `visited = [3, 3, 0]`, `asked = [0, 1, 1, 3]`, ten states: two of ten states were visited, 0.2; two of four questions are about
# state 1, which was not, 0.5.
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
    shares = checks.attempt(coverage, np.array([3, 3, 0]), np.array([0, 1, 1, 3]), 10)
    checks.close(
        "the two shares",
        shares,
        [0.2, 0.5],
        thought="Visits of one state count once; questions count each.",
    )


# %% hidden="coverage" points=1
def hidden_coverage() -> None:
    _rng = np.random.default_rng(514)
    for n, n_questions, n_states in [
        (0, 3, 5),
        (1, 1, 1),
        (40, 30, 10),
        (300, 500, 1000),
        (2000, 7, 50),
        (60, 200, 100),
    ]:
        visited, asked = (
            _rng.integers(n_states, size=n),
            _rng.integers(n_states, size=n_questions),
        )
        known = set(visited.tolist())
        expected_shares = [
            len(known) / n_states,
            sum(number not in known for number in asked.tolist()) / n_questions,
        ]
        with checks.unchanged(visited=visited, asked=asked):
            shares = checks.attempt(coverage, visited, asked, n_states)
        thought = (
            "Which of the two counts repetitions, and what is each divided by? What if "
            "nothing was visited?"
        )
        checks.close(
            "the two shares",
            shares,
            expected_shares,
            rtol=1e-9,
            atol=1e-12,
            thought=thought,
        )


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
    errors = [
        math.sqrt(squares[mask].mean()) if mask.any() else math.nan
        for mask in (seen, ~seen)
    ]
    return errors[0], errors[1]


# %% [markdown]
# ### The failure of the table, measured
#
# Five wheels, five seeds, more and more episodes. Two decisions, both in favour of the table: a cell without a sample gets the mean return
# of the episodes' *starts*, which are spread evenly over the lock, so it is about the best single number for a state of which nothing is
# known. And the open lock is left out of all errors: everybody knows that it is worth 0.

# %% tags=["demo"]
with checks.demonstration():
    n_wheels, n_seeds = 5, budgets.pick(short=5, long=10)
    episode_counts = budgets.pick(
        short=[100, 300, 1_000, 3_000], long=[100, 300, 1_000, 3_000, 10_000]
    )
    every_state = all_states(n_wheels)
    truth = exact_values(every_state, CODE, FACTORS, GAMMA)
    closed_states = (every_state != CODE).any(axis=1)
    asked_states = np.random.default_rng(7).integers(len(every_state), size=2_000)
    table_errors = np.zeros((n_seeds, len(episode_counts), 2))  # seen, unseen
    experiences: dict[tuple[int, int], Experience] = {}
    print(
        "episodes   samples   states visited   questions about unseen states   RMSE "
        "seen   RMSE unseen"
    )
    for column, n_episodes in enumerate(episode_counts):
        shares = np.zeros((n_seeds, 2))
        for seed in range(n_seeds):
            experience = experiences[seed, n_episodes] = play(
                n_episodes, n_wheels, np.random.default_rng([1, seed, n_episodes])
            )
            numbers = state_numbers(experience.states)
            estimates = table_values(
                numbers,
                experience.returns,
                len(every_state),
                float(experience.returns[experience.is_start].mean()),
            )
            seen = np.isin(np.arange(len(every_state)), numbers)
            table_errors[seed, column] = split_errors(
                estimates[closed_states], truth[closed_states], seen[closed_states]
            )
            shares[seed] = coverage(numbers, asked_states, len(every_state))
        samples = np.mean(
            [len(experiences[seed, n_episodes].states) for seed in range(n_seeds)]
        )
        of_states, of_questions = shares.mean(axis=0)
        errors = table_errors[:, column].mean(axis=0)
        print(
            f"{n_episodes:>8}{samples:>10,.0f}{of_states:>16.1%}"
            f"{of_questions:>31.1%}{errors[0]:>13.2f}{errors[1]:>14.2f}"
        )
    guess_error = float(truth[closed_states].std())
    longest = experiences[n_seeds - 1, episode_counts[-1]]
    visits = np.bincount(state_numbers(longest.states))
    visits = visits[visits > 0]
    print(
        f"of the states that were met in the last run, {(visits <= 2).mean():.0%} "
        f"were met once or twice"
    )
    print(
        f"for comparison, one and the same number for all states, the mean of the "
        f"truth: RMSE {guess_error:.2f}"
    )
    assert table_errors[:, -1, 1].min() > 0.75 * guess_error
    assert table_errors[:, -1, 0].min() > 0.75 * guess_error
    assert np.median(visits) <= 2

# %% [markdown]
# Three things to see. **Coverage** creeps: with thirty times as many episodes, most questions are still about states that the table has
# never met. **The error on unseen states** stays close to that of a constant: it *is* a constant there, and what little it falls comes
# from the questions, not from learning (the states that are left unseen resemble each other more). Experience elsewhere does not help a
# cell. And even the **seen** states are bad: most of them were met once or twice, and one return is mostly luck. A table does not fail
# by being full; it fails by being nearly empty, and thin where it is not.

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
    expected_features = [[1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -1.0]]
    checks.close(
        "the features of [0, 2] and [1, 3]",
        features,
        expected_features,
        atol=1e-6,
        thought="Cosine, sine, next wheel.",
    )
    checks.equal(
        "their dtype",
        checks.instance("the result", features, np.ndarray, thought="An array?").dtype,
        "float32",
        thought="For PyTorch.",
    )


# %% hidden="wheel_features" points=1
def hidden_wheel_features() -> None:
    _rng = np.random.default_rng(516)
    for n, _n_wheels, n_digits in [
        (1, 1, 10),
        (1, 4, 10),
        (6, 2, 3),
        (50, 5, 10),
        (3, 3, 26),
        (4, 4, 4),
        (2, 8, 7),
    ]:
        states = _rng.integers(n_digits, size=(n, _n_wheels))
        expected_features = []
        for row in states.tolist():
            angles = [2.0 * math.pi * digit / n_digits for digit in row]
            expected_features.append(
                [f for angle in angles for f in (math.cos(angle), math.sin(angle))]
            )
        with checks.unchanged(states=states):
            features = checks.attempt(wheel_features, states, n_digits)
        thought = (
            "Which feature stands in which column? One state, one wheel, another "
            "number "
            "of digits?"
        )
        checks.close(
            "the features",
            features,
            np.array(expected_features),
            rtol=1e-5,
            atol=1e-6,
            thought=thought,
        )
        features = checks.instance(
            "the result", features, np.ndarray, thought="Is it an array?"
        )
        checks.equal(
            "their dtype",
            features.dtype,
            "float32",
            thought="Which dtype do the network's weights have?",
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
    checks.equal(
        "the parameters of Linear(4, 8)",
        checks.attempt(n_parameters, nn.Linear(4, 8)),
        40,
        thought="Weights and biases.",
    )
    network = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
    checks.equal(
        "the parameters of 3-5-1",
        checks.attempt(n_parameters, network),
        26,
        thought="15 + 5 for the first layer, and the second?",
    )


# %% hidden="n_parameters" points=1
def hidden_n_parameters() -> None:
    layer = nn.Linear(3, 3)
    frozen = nn.Sequential(nn.Linear(2, 6), nn.Linear(6, 4, bias=False))
    frozen[0].weight.requires_grad_(False)
    counted = [
        (nn.ReLU(), 0),
        (nn.Linear(7, 1, bias=False), 7),
        (nn.Sequential(layer, nn.Tanh(), layer), 12),
        (nn.Sequential(nn.Sequential(layer, nn.Tanh()), nn.Sequential(layer)), 12),
        (frozen, 6 + 24),
        (nn.Sequential(nn.BatchNorm1d(5), nn.Sequential(nn.Linear(5, 2))), 10 + 12),
        (networks.Members(3, 4, (8,), 2, scale=(1.0, 2.0, 3.0, 4.0)), 3 * (40 + 18)),
        (nn.Conv2d(3, 8, 5), 3 * 8 * 25 + 8),
        (nn.Linear(1, 1).to(device), 2),
    ]
    for module, expected_number in counted:
        with checks.unchanged(module=module):
            number = checks.attempt(n_parameters, module)
        thought = (
            "Shared weights once, frozen ones not, buffers not, and layers inside "
            "layers?"
        )
        checks.equal(
            "the number of parameters", number, expected_number, thought=thought
        )


# %% [markdown]
# ### 5c. Training it on samples
#
# (First a small tool for the tests: it keeps what a network was given.)


# %%
def note_inputs(
    kept: list[Tensor],
) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
    """Return a forward hook that appends a copy of each batch to ``kept``."""

    def note(_module: nn.Module, given: tuple[Tensor, ...], _output: Tensor) -> None:
        kept.append(given[0].detach().cpu().clone())

    return note


# %% [markdown]
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
    network = nn.Linear(1, 1).to(device)
    with torch.no_grad():
        network.weight.fill_(1.0)
        network.bias.fill_(0.0)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    inputs, targets = (
        torch.tensor([[2.0]], device=device),
        torch.tensor([6.0], device=device),
    )
    losses = checks.attempt(
        fit, network, optimizer, inputs, targets, 2, 3, torch.Generator().manual_seed(0)
    )
    checks.close(
        "the losses of two updates",
        losses,
        [16.0, 0.0],
        atol=1e-6,
        thought="The loss before each step, with fresh gradients?",
    )
    learned = [network.weight.item(), network.bias.item()]
    checks.close(
        "weight and bias afterwards",
        learned,
        [2.6, 0.8],
        thought="One step of the optimiser for each update.",
    )


# %% hidden="fit" points=3
def hidden_fit() -> None:
    generator = torch.Generator().manual_seed(517)
    for n, n_features, batch_size in [(40, 3, 16), (7, 1, 20), (300, 5, 32)]:
        inputs = torch.randn(n, n_features, generator=generator)
        slopes = torch.randn(n_features, generator=generator)
        targets = (inputs * slopes).sum(dim=1) + 3.0
        inputs, targets = inputs.to(device), targets.to(device)
        network = nn.Linear(n_features, 1).to(device)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(0.5)
        twin = copy.deepcopy(network)
        rows_met = list[Tensor]()
        hook = network.register_forward_hook(note_inputs(rows_met))
        with checks.unchanged(inputs=inputs, targets=targets):
            optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
            losses = checks.attempt(
                fit,
                network,
                optimizer,
                inputs,
                targets,
                150,
                batch_size,
                torch.Generator().manual_seed(1),
            )
        hook.remove()
        checks.equal(
            "the number of losses",
            len(losses),
            150,
            thought="One loss for each update?",
        )
        graphs = [loss for loss in losses if getattr(loss, "requires_grad", False)]
        checks.equal(
            "the losses with a graph",
            len(graphs),
            0,
            thought=(
                "A tensor keeps all that it was computed from. What makes a float of "
                "it?"
            ),
        )
        checks.equal(
            "the rows of each batch",
            [len(met) for met in rows_met],
            [batch_size] * 150,
            thought="One batch for each update?",
        )
        checks.true(
            "batches that are drawn anew",
            not all(torch.equal(met, rows_met[0]) for met in rows_met),
            thought="Is a new batch drawn for every update?",
        )
        checks.equal(
            "the rows that were used",
            len({tuple(row) for met in rows_met for row in met.tolist()}),
            n,
            thought="All rows?",
        )
        # What must have happened, worked out by hand from the rows that the network was
        # given: gradients of a linear map.
        weights, bias, expected_losses = [0.5] * n_features, 0.5, list[float]()
        for met in rows_met:
            exact = met.double()
            wanted = (exact * slopes.double()).sum(dim=1) + 3.0
            error = (
                (exact * torch.tensor(weights, dtype=torch.float64)).sum(dim=1)
                + bias
                - wanted
            )
            expected_losses.append(float((error**2).mean()))
            weights = [
                weights[j] - 0.2 * float((error * exact[:, j]).mean())
                for j in range(n_features)
            ]
            bias -= 0.2 * float(error.mean())
        thought = (
            "Mean squared error of value and target of the same row, before the "
            "step? Are "
            "old gradients gone?"
        )
        checks.close(
            "the losses", losses, expected_losses, rtol=1e-2, atol=1e-4, thought=thought
        )
        checks.close(
            "the weights",
            network.weight.detach().cpu()[0],
            torch.tensor(weights),
            rtol=1e-2,
            atol=1e-3,
            thought=thought,
        )
        optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
        again = checks.attempt(
            fit,
            twin,
            optimizer,
            inputs,
            targets,
            150,
            batch_size,
            torch.Generator().manual_seed(1),
        )
        thought = "Does all randomness come from the generator?"
        checks.close(
            "the same run again", again, losses, rtol=1e-4, atol=1e-6, thought=thought
        )
        rows_of_call = list[list[Tensor]]()
        _first, second = (
            torch.Generator().manual_seed(1),
            torch.Generator().manual_seed(2),
        )
        for given in (_first, second, _first):
            rows_of_call.append([])
            hook = twin.register_forward_hook(note_inputs(rows_of_call[-1]))
            checks.attempt(fit, twin, optimizer, inputs, targets, 5, batch_size, given)
            hook.remove()
        for other, thought in (
            (1, "Are the rows drawn at random, from the generator that was given?"),
            (2, "Does that generator move on?"),
        ):
            checks.true(
                "other batches, from another seed or later from the same generator",
                not all(
                    torch.equal(a, b)
                    for a, b in zip(rows_of_call[0], rows_of_call[other], strict=True)
                ),
                thought=thought,
            )
    network = nn.Linear(1, 1).to(device)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    none = checks.attempt(
        fit,
        network,
        optimizer,
        torch.ones(2, 1).to(device),
        torch.ones(2).to(device),
        0,
        4,
        torch.Generator(),
    )
    checks.equal(
        "the losses of no updates",
        list(none),
        [],
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


with checks.demonstration():
    n_updates = 1_000
    value_network = nn.Sequential(
        networks.mlp(2 * n_wheels, (64, 64), 1), TimesTen()
    ).to(device)
    first = experiences[0, 3_000]
    inputs = torch.from_numpy(wheel_features(first.states, N_DIGITS)).to(device)
    targets = torch.from_numpy(first.returns.astype(np.float32)).to(device)
    losses = fit(
        value_network,
        torch.optim.Adam(value_network.parameters(), lr=1e-3),
        inputs,
        targets,
        n_updates,
        128,
        torch.Generator().manual_seed(5),
    )
    with torch.no_grad():
        estimates_put = (
            value_network(
                torch.from_numpy(wheel_features(every_state, N_DIGITS)).to(device)
            )
            .squeeze(-1)
            .cpu()
            .double()
            .numpy()
        )
    seen_put = np.isin(np.arange(len(every_state)), state_numbers(first.states))
    network_seen, network_unseen = split_errors(
        estimates_put[closed_states], truth[closed_states], seen_put[closed_states]
    )
    print(
        f"the table stores {len(every_state):,} numbers, the network "
        f"{n_parameters(value_network):,}"
    )
    print(
        f"RMSE on seen states:   table {table_errors[0, 3, 0]:.2f}, network "
        f"{network_seen:.2f}"
    )
    print(
        f"RMSE on unseen states: table {table_errors[0, 3, 1]:.2f}, network "
        f"{network_unseen:.2f}"
    )
    assert network_unseen < 0.6 * table_errors[0, 3, 1]

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
    """Fit one network to each set of samples, side by side; their outputs are tenths of
    values.
    """
    torch.manual_seed(seed)
    members = networks.Members(len(inputs), inputs[0].shape[1], (64, 64), 1).to(device)
    optimizer = torch.optim.Adam(members.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(
        optimizer, 1.0, 0.02, n_updates
    )  # small steps at the end: less noise in the weights
    generator = torch.Generator().manual_seed(seed)
    features = [torch.from_numpy(rows).to(device) for rows in inputs]
    targets = [torch.from_numpy(rows.astype(np.float32)).to(device) for rows in returns]
    for _ in range(n_updates):
        rows = [
            torch.randint(len(each), (128,), generator=generator).to(device)
            for each in features
        ]
        batch = torch.stack(
            [each[drawn] for each, drawn in zip(features, rows, strict=True)]
        )  # [members, 128, n_features]
        wanted = torch.stack(
            [each[drawn] for each, drawn in zip(targets, rows, strict=True)]
        )  # [members, 128]
        loss = ((10.0 * members(batch).squeeze(-1) - wanted) ** 2).mean(dim=1).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return members


def values_of(
    members: networks.Members, inputs: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Values of all members for the same inputs ``[n, n_features]``, shape ``[members,
    n]``.
    """
    with torch.no_grad():
        given = (
            torch.from_numpy(inputs)
            .to(device)
            .expand(members.weights[0].shape[0], -1, -1)
        )
        return 10.0 * members(given).squeeze(-1).cpu().double().numpy()


with checks.demonstration():
    network_errors = np.zeros((n_seeds, len(episode_counts), 2))
    network_values: list[
        NDArray[np.float64]
    ] = []  # for each number of episodes, shape [n_seeds, n_states]
    all_inputs = wheel_features(every_state, N_DIGITS)
    for column_over, n_episodes_over in enumerate(
        live.progress(episode_counts, description="experience")
    ):
        data = [experiences[seed_over, n_episodes_over] for seed_over in range(n_seeds)]
        members = fit_members(
            [wheel_features(each.states, N_DIGITS) for each in data],
            [each.returns for each in data],
            seed=column_over,
        )
        network_values.append(values_of(members, all_inputs))
        for seed_over, values in enumerate(network_values[-1]):
            seen_over = np.isin(
                np.arange(len(every_state)), state_numbers(data[seed_over].states)
            )
            network_errors[seed_over, column_over] = split_errors(
                values[closed_states], truth[closed_states], seen_over[closed_states]
            )
    figure, axes = plt.subplots()
    plots.curve_with_interval(
        axes,
        episode_counts,
        table_errors[..., 1],
        label="table, unseen states",
        colour=plots.PALETTE[1],
    )
    plots.curve_with_interval(
        axes,
        episode_counts,
        table_errors[..., 0],
        label="table, seen states",
        colour=plots.PALETTE[5],
    )
    plots.curve_with_interval(
        axes,
        episode_counts,
        network_errors[..., 1],
        label="network, unseen states",
        colour=plots.PALETTE[0],
    )
    plots.curve_with_interval(
        axes,
        episode_counts,
        network_errors[..., 0],
        label="network, seen states",
        colour=plots.PALETTE[4],
    )
    axes.set(
        xscale="log",
        ylim=(0.0, None),
        xlabel="episodes of experience",
        ylabel="RMSE against the true values",
    )
    axes.legend()
    plt.show()
    for name, errors_over in (("table", table_errors), ("network", network_errors)):
        low, high = plots.mean_interval(errors_over[..., 1])
        print(
            (
                f"{name:<8} on unseen states after {episode_counts[-1]:,} episodes: "
                f"{errors_over[:, -1, 1].mean():.2f}"
            ),
            end=" ",
        )
        print(
            f"(95 % interval of the mean over {n_seeds} seeds: {low[-1]:.2f} to "
            f"{high[-1]:.2f})"
        )
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
with checks.demonstration():
    data_network = [experiences[seed_network, 100] for seed_network in range(n_seeds)]
    inputs_of_100 = [wheel_features(each.states, N_DIGITS) for each in data_network]
    members_network = fit_members(
        inputs_of_100,
        [each.returns for each in data_network],
        seed=0,
        n_updates=4 * n_updates,
    )
    long_errors, sample_errors = np.zeros((n_seeds, 2)), np.zeros((n_seeds, 2))
    for seed_network, values_network in enumerate(
        values_of(members_network, all_inputs)
    ):
        seen_network = np.isin(
            np.arange(len(every_state)),
            state_numbers(data_network[seed_network].states),
        )
        long_errors[seed_network] = split_errors(
            values_network[closed_states],
            truth[closed_states],
            seen_network[closed_states],
        )
        for which, all_values in enumerate(
            (network_values[0][seed_network], values_network)
        ):
            gaps = (
                all_values[state_numbers(data_network[seed_network].states)]
                - data_network[seed_network].returns
            )
            sample_errors[seed_network, which] = math.sqrt((gaps**2).mean())
    print(
        "on 100 episodes     its own samples   seen states   unseen states (95 % "
        "interval)"
    )
    for which, errors_network in enumerate((network_errors[:, 0], long_errors)):
        low_network, high_network = plots.mean_interval(errors_network)
        print(
            (
                f"{(1, 4)[which] * n_updates:,} updates: "
                f"RMSE{sample_errors[:, which].mean():>17.2f}"
                f"{errors_network[:, 0].mean():>14.2f}"
            ),
            end="",
        )
        print(
            f"{errors_network[:, 1].mean():>16.2f} ({low_network[1]:.2f} to "
            f"{high_network[1]:.2f})"
        )
    assert sample_errors[:, 1].mean() < sample_errors[:, 0].mean()
    assert (long_errors.mean(axis=0) > network_errors[:, 0].mean(axis=0) + 0.2).all()

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
    moves = np.concatenate(
        [np.eye(n_wheels, dtype=np.int64), -np.eye(n_wheels, dtype=np.int64)]
    )  # [10, n_wheels]
    for turn in range(1, max_turns + 1):
        options = (shown[:, None, :] + moves) % N_DIGITS  # [n_locks, 10, n_wheels]
        ahead = values[state_numbers(options.reshape(-1, n_wheels))].reshape(
            n_locks, -1
        )
        tied = ahead == ahead.max(axis=1, keepdims=True)
        chosen = np.where(tied, generator.random(ahead.shape), -1.0).argmax(axis=1)
        shown = np.where(
            (turns < 0)[:, None], options[np.arange(n_locks), chosen], shown
        )
        turns[(turns < 0) & (shown == CODE).all(axis=1)] = turn
    done = turns >= 0
    return float(done.mean()), float(turns[done].mean()) if done.any() else math.nan


with checks.demonstration():
    opened = np.zeros((n_seeds, len(episode_counts), 2))  # by the table, by the network
    for column_are, n_episodes_are in enumerate(episode_counts):
        for seed_are in range(n_seeds):
            experience_are = experiences[seed_are, n_episodes_are]
            default = float(experience_are.returns[experience_are.is_start].mean())
            by_table = table_values(
                state_numbers(experience_are.states),
                experience_are.returns,
                len(every_state),
                default,
            )
            for which_are, values_are in enumerate(
                (by_table, network_values[column_are][seed_are])
            ):
                opened[seed_are, column_are, which_are] = share_opened(
                    np.where(closed_states, values_are, 0.0), seed_are
                )[0]
    best_turns = share_opened(truth, 0)[1]
    turns = share_opened(np.where(closed_states, network_values[-1][0], 0.0), 0)[1]
    print(
        "episodes   locks opened by the table   by the network   (mean over seeds, "
        "and the worst of them)"
    )
    for column_are, n_episodes_are in enumerate(episode_counts):
        (table_mean, network_mean), (table_worst, network_worst) = (
            opened[:, column_are].mean(axis=0),
            opened[:, column_are].min(axis=0),
        )
        print(
            f"{n_episodes_are:>8}{table_mean:>17.1%} "
            f"({table_worst:.1%}){network_mean:>17.1%} ({network_worst:.1%})"
        )
    print(
        f"turns needed: {turns:.1f} with the last network of seed 0, "
        f"{best_turns:.1f} with the true values"
    )
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
# Is the network simply better? No. Generalisation is a bet that similar inputs have similar values. Two cases where the bet is not worth
# it, on the same code.
#
# **A small problem.** Two wheels, a hundred states, plenty of episodes: every state is met many times, and the table's means go to the
# truth. (The network gets four times the updates that it had before, to be fair.)
#
# **No structure.** Suppose somebody scrambled the display: each state shows the digits of another state, by a secret list. The lock is the
# same, the samples are the same. To a table a state is only a name, so its result is *exactly* the same. To the network, neighbours no
# longer resemble each other.

# %% tags=["demo"]
with checks.demonstration():
    small_states, small_truth = (
        all_states(2),
        exact_values(all_states(2), CODE[:2], FACTORS, GAMMA),
    )
    small_closed = (small_states != CODE[:2]).any(axis=1)
    scrambled = np.random.default_rng(8).permutation(len(small_states))
    data_where = [
        play(20_000, 2, np.random.default_rng([3, seed_where]))
        for seed_where in range(n_seeds)
    ]
    rows: dict[str, list[float]] = {
        "table": [],
        "network": [],
        "network, scrambled display": [],
    }
    shown_states = {
        "network": np.arange(len(small_states)),
        "network, scrambled display": scrambled,
    }
    by_network_small: dict[str, NDArray[np.float64]] = {}
    seconds = {"table": 0.0, "networks": 0.0}
    for name_where, which_where in shown_states.items():
        inputs_small = [
            wheel_features(
                small_states[which_where[state_numbers(each.states)]], N_DIGITS
            )
            for each in data_where
        ]
        began = time.process_time()
        members_where = fit_members(
            inputs_small,
            [each.returns for each in data_where],
            seed=9,
            n_updates=4 * n_updates,
        )
        seconds["networks"] += (time.process_time() - began) / 2
        by_network_small[name_where] = values_of(
            members_where, wheel_features(small_states[which_where], N_DIGITS)
        )
    for seed_where, experience_where in enumerate(data_where):
        numbers_where, began = (
            state_numbers(experience_where.states),
            time.process_time(),
        )
        values_where = table_values(
            numbers_where, experience_where.returns, len(small_states), 0.0
        )
        seconds["table"] += time.process_time() - began
        by_names = table_values(
            scrambled[numbers_where], experience_where.returns, len(small_states), 0.0
        )  # the scrambled display
        assert np.array_equal(by_names[scrambled], values_where)
        rows["table"].append(
            split_errors(
                values_where[small_closed],
                small_truth[small_closed],
                np.ones(99, dtype=np.bool_),
            )[0]
        )
        for name_where, estimates_where in by_network_small.items():
            errors_where = split_errors(
                estimates_where[seed_where][small_closed],
                small_truth[small_closed],
                np.ones(99, dtype=np.bool_),
            )
            rows[name_where].append(errors_where[0])
    small_errors = {name: np.array(errors) for name, errors in rows.items()}
    inside = n_parameters(networks.mlp(4, (64, 64), 1))
    print(
        f"two wheels, 100 states, every closed one met; the table stores 100 numbers, "
        f"the network {inside:,}"
    )
    for name_where, errors_where in small_errors.items():
        low_where, high_where = plots.mean_interval(errors_where[:, None])
        print(
            f"  {name_where:<28} RMSE {errors_where.mean():.3f}  (95 % interval "
            f"over {n_seeds} "
            f"seeds: {low_where[0]:.3f} to {high_where[0]:.3f})"
        )
    print(
        f"CPU time for {n_seeds} seeds: tables {seconds['table']:.3f} s, networks "
        f"side by side {seconds['networks']:.1f} s"
    )
    assert small_errors["table"].mean() < small_errors["network"].mean()
    assert (
        small_errors["table"].max()
        < 0.5 * small_errors["network, scrambled display"].min()
    )

# %% [markdown]
# On the true display the two are close, the table a little ahead, and trained still longer the network would come nearer. But it needs
# dozens of times as many numbers, a step size, and far more computing (compare the two times above), and gains nothing by it. On the
# scrambled display the table wins by far, and does not even notice. (A hundred states are few enough that the network could learn them by
# heart too, with patience.)
#
# The last case: five wheels *and* a scrambled display. Now neither has a chance on unseen states. There is nothing to generalise from, and
# no learner could know better.

# %% tags=["demo"]
with checks.demonstration():
    data_where_2 = [experiences[seed_where_2, 3_000] for seed_where_2 in range(n_seeds)]
    scrambled_where = np.random.default_rng(10).permutation(len(every_state))
    members_where_2 = fit_members(
        [
            wheel_features(
                every_state[scrambled_where[state_numbers(each.states)]], N_DIGITS
            )
            for each in data_where_2
        ],
        [each.returns for each in data_where_2],
        seed=11,
    )
    scrambled_unseen = np.zeros(n_seeds)
    for seed_where_2, values_where_2 in enumerate(
        values_of(
            members_where_2, wheel_features(every_state[scrambled_where], N_DIGITS)
        )
    ):
        seen_where = np.isin(
            np.arange(len(every_state)),
            state_numbers(data_where_2[seed_where_2].states),
        )
        scrambled_unseen[seed_where_2] = split_errors(
            values_where_2[closed_states],
            truth[closed_states],
            seen_where[closed_states],
        )[1]
    print("five wheels, 3,000 episodes, RMSE on unseen states, mean over seeds:")
    print(f"  table, either display        {table_errors[:, 3, 1].mean():.2f}")
    print(f"  network, true display        {network_errors[:, 3, 1].mean():.2f}")
    print(f"  network, scrambled display   {scrambled_unseen.mean():.2f}")
    assert scrambled_unseen.min() > table_errors[:, 3, 1].max()

# %% [markdown]
# Scrambled, the network is even worse than the table: it learns the average of its *samples*, and most of these come from the end of an
# episode, close to the open lock, while unseen states are far from it. What a network says about states unlike its samples is a guess with
# a straight face. Remember that when an agent of yours meets something new.
#
# ## 10. Summary and outlook

# %% tags=["demo"]
with checks.demonstration():
    print(
        f"{n_wheels} wheels, {len(every_state):,} states, {episode_counts[-1]:,} "
        f"episodes, RMSE on unseen states (mean over {n_seeds} seeds):"
    )
    print(
        f"  one constant {guess_error:.2f}, table {table_errors[:, -1, 1].mean():.2f}, "
        f"network {network_errors[:, -1, 1].mean():.2f}"
    )
    print(
        f"greedy on the table opens {opened[:, -1, 0].mean():.0%} of the locks, on "
        f"the network {opened[:, -1, 1].mean():.0%}"
    )

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
