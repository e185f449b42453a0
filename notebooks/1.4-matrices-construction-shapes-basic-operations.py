# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.4: Matrices: construction, shapes, basic operations"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# At each step, the agent on the cart sees four numbers. Write the steps of an episode under each other, and you have a table: one row for
# each step, one column for each number. Such a table is a **matrix**, and you will hardly meet an agent without one. What it has seen is a
# matrix. What it thinks of each action in each state is a matrix. How likely each state leads to each other state is a matrix, too.
#
# A row means one thing and a column another, but PyTorch does not know which. It knows shapes. Mix up the two directions, and in the lucky
# case you get an error. In the unlucky one you get numbers, and an agent that learns nonsense. So the question of this part is: *how do you
# make sure that each number meets the one that it belongs to, and when does a mistake stay silent?*
#
# **After this part you can**
#
# - make matrices of any shape, filled as you like, and say what a row and a column of them mean;
# - transpose a matrix, and show that somebody else's "transpose" is not one;
# - add and multiply matrices entry by entry, and refuse matrices that do not fit;
# - let a vector act on all rows or on all columns of a matrix, and pick the right one of the two.
#
# **You need** Parts 1.1 to 1.3.
#
# **Time** about 25 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), sections 2.4 and 2.7; Sutton and Barto, *Reinforcement Learning:
# An Introduction* (2nd edition, 2018), section 3.1 for transition probabilities; the pages "Tensor Views" and "Broadcasting semantics" of
# PyTorch's documentation.

# %%
import math
import re
from collections.abc import Callable
from fractions import Fraction

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks
from rlcourse.figures import controls, matrices, plots

plots.use_style()

# %% [markdown]
# ## A record is a matrix
#
# Rule A of Part 1.2 pushes the cart to the side to which the pole leans, and lets it fall after about a second. There we kept one number of
# each step, the angle. Here we keep all four. **Predict** the shape of the record (but for the number of steps), of `record[0]`, and of
# `record[:, 2]`.


# %% tags=["demo"]
FEATURES = ("position", "velocity", "angle", "angular velocity")


def recorded_episode(seed: int) -> torch.Tensor:
    """Play one episode of CartPole-v1 by rule A, and return all that was seen.

    Returns:
        Observations, at the start and after each step: shape ``[n_steps + 1, 4]``,
        float32. Columns: position (m), velocity (m/s), angle (rad), angular velocity
        (rad/s).
    """
    env = gym.make("CartPole-v1")
    observation, _ = env.reset(seed=seed)
    rows, done = [observation], False
    while not done:
        action = int(observation[2] > 0)
        observation, _, terminated, truncated, _ = env.step(action)
        rows.append(observation)
        done = terminated or truncated
    env.close()
    return torch.tensor(np.stack(rows))


record = recorded_episode(seed=0)
print("the record:", tuple(record.shape))
print("record[0]:", tuple(record[0].shape), " record[:, 2]:", tuple(record[:, 2].shape))
for t in (0, 1, len(record) - 1):
    seen = zip(FEATURES, record[t].tolist(), strict=True)
    print(f"t = {t:2}:", "  ".join(f"{name} {number:+.2f}" for name, number in seen))
degrees = torch.rad2deg(record[:, 2])
assert record.shape[1] == 4 and 15 < len(record) < 80
assert degrees[:-1].abs().max() < 12 < degrees[-1].abs()

# %% [markdown]
# `record[t]` is a row: all that was seen at one moment. `record[:, 2]` is a column: one feature, over time. (The colon says "all rows".) The
# column of the angle is the very vector that Part 1.2 drew, and the cell asserts that it ends where it passes 12 degrees.
#
# ## The mathematics
#
# A **matrix** $A$ of $n$ rows and $m$ columns, "$n$ by $m$", has the entries $A_{ij}$ with $i = 0, \dots, n - 1$ and $j = 0, \dots, m - 1$.
# The row comes first, always. As a tensor it has two axes and the shape `(n, m)`: axis 0 runs down the rows, axis 1 across the columns.
#
# For matrices of the *same shape*, two operations work entry by entry:
#
# $$(A + B)_{ij} = A_{ij} + B_{ij}, \qquad (A \odot B)_{ij} = A_{ij}\, B_{ij} .$$
#
# (The second is written `*` in code. It is not the matrix product `@`, which is the subject of Part 1.6.) And every matrix has a **transpose**
# $A^\top$, in which rows and columns have changed places. It is $m$ by $n$:
#
# $$(A^\top)_{ji} = A_{ij} .$$
#
# Two square matrices have names of their own. The **identity** has ones where $i = j$ and zeros elsewhere. A **transition matrix** says how
# a world moves: $P_{ij}$ is the probability that state $j$ follows state $i$. Something always follows, so each *row* sums to 1.
#
# **Where the numbers lie.** Memory is a strip: it has no rows. PyTorch writes a new matrix onto it row after row, and we count the
# positions from 0.
#
# **Lemma 1.** In such a matrix of $m$ columns, $A_{ij}$ lies at position $k = i\,m + j$ of the strip. In turn, at position $k$ lies the
# entry of row $\lfloor k / m \rfloor$ and column $k \bmod m$ (in Python: `k // m` and `k % m`).
#
# *Proof.* Before $A_{ij}$ lie $i$ full rows of $m$ entries, and $j$ entries of its own row. Since $0 \le j < m$, the number $j$ is the
# remainder of $k = i\,m + j$ by $m$, and $i$ the quotient. A division has one quotient and one remainder, so no two entries share a
# position. $\blacksquare$
#
# The transpose needs no new strip: $(A^\top)_{ji}$ is read from the same position $i\,m + j$. Reshaping needs none either, but reads the
# strip row after row into another shape. Both turn $n$ by $m$ into $m$ by $n$. Are they the same?
#
# **Lemma 2.** Let $A$ be such a matrix, and $R$ be $A$ reshaped to $m$ by $n$. $R_{ji}$ and $(A^\top)_{ji}$ are read from the same position
# exactly where $i\,(m - 1) = j\,(n - 1)$. That always holds for the first and the last entry. It holds everywhere if and
# only if $A$ has a single row or a single column.
#
# *Proof.* By Lemma 1, $R_{ji}$ is read from position $j\,n + i$, and $(A^\top)_{ji}$ from $i\,m + j$. Set them equal, and rearrange. For
# the first entry, $i = j = 0$, and for the last, $i = n - 1,\, j = m - 1$, both sides agree. If $n, m \ge 2$, take $i = 1$ and $j = 0$: the
# left side is $m - 1 > 0$, the right side 0. If $n = 1$, then $i = 0$ throughout, and both sides are 0; likewise for $m = 1$. $\blacksquare$
#
# So a check of the first and the last entry proves nothing. A transpose is checked element by element:
#
# ```text
# Where is B not the transpose of A?
# 1  (n, m) ← the shape of A
# 2  if the shape of B is not (m, n): refuse
# 3  for j = 0, ..., m - 1:
# 4      for i = 0, ..., n - 1:
# 5          if B[j, i] ≠ A[i, j]: note the place (j, i)
# 6  return all noted places
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $A$, $B$ | matrices | `table`, `candidate` | `(n, m)` | any |
# | $A_{ij}$ | entry | `table[i, j]` | `()` | that of `table` |
# | $A^\top$ | transpose | `table.T` | `(m, n)` | that of `table` |
# | $A + B$, $A \odot B$ | sum and product, entry by entry | `a + b`, `a * b` | `(n, m)` | that of both |
# | $P$ | transition matrix | result of `corridor` | `(n_states, n_states)` | `float64` |
# | $N$, $M$ | counts and means | `counts`, `means` | `(n_states, n_actions)` | `int64`, float |
# | $q$ | values of actions | `q` | `(n_states, n_actions)` | float |
# | $v$, $c$ | values of states, costs of actions | `state_values`, `action_costs` | `(n_states,)`, `(n_actions,)` | float |
#
# **Predict, then run.** Shape and dtype of each:
#
# ```text
# A: torch.zeros(2, 3)              D: torch.arange(6).reshape(2, 3)      G: D[:, 1:2]
# B: torch.full((2, 3), 7)          E: D[1]                               H: D.T
# C: torch.eye(3)                   F: D[:, 1]                            I: D.sum(dim=1)
# ```


# %% tags=["demo", "nbval-check-output"]
def show_matrices() -> None:
    """Print shape, dtype and entries of the expressions A to I."""
    table = torch.arange(6).reshape(2, 3)
    for name, matrix in {
        "A": torch.zeros(2, 3),
        "B": torch.full((2, 3), 7),
        "C": torch.eye(3),
        "D": table,
        "E": table[1],
        "F": table[:, 1],
        "G": table[:, 1:2],
        "H": table.T,
        "I": table.sum(dim=1),
    }.items():
        kind = str(matrix.dtype).removeprefix("torch.")
        print(f"{name}: {tuple(matrix.shape)!s:6}  {kind:7}  {matrix.tolist()}")


show_matrices()

# %% [markdown]
# What to see: `full` takes the shape as a tuple, and its dtype from the number (B). An index removes its axis (E, F); a slice keeps it, so
# that G is still a matrix, of one column. And the axis that a sum runs along disappears (I): `dim=1` runs across the columns, and leaves one
# number for each row.

# %% [markdown]
# ## Exercise 1: the first tables of an agent
#
# *Easy, about 5 minutes.* An agent that learns in a small world begins with tables. Make three of them, and return them in a tuple, in this
# order:
#
# - **visits**: how often it has taken each action in each state. Never, so far. One row for each state, one column for each action; `int64`.
# - **policy**: the probability of each action in each state: 1 / `n_actions`. Same shape; `float32`.
# - **one-hot**: how a network will see a state. Row $i$ stands for state $i$ and has a single 1, at place $i$; all else is 0. `float32`.
#
# The agent will write into its tables: each entry has its own place in memory, and each call makes new tables.
#
# For 2 states and 4 actions, `visits` is `[[0, 0, 0, 0], [0, 0, 0, 0]]`, `policy` has the same shape and 0.25 everywhere, and one-hot is
# `[[1, 0], [0, 1]]`.
#
# <details><summary>Hint</summary>
#
# All three have appeared above: `zeros`, `full`, `eye`. One of them needs a `dtype=`; another takes its dtype from the number it is given.
#
# </details>


# %% exercise="starting_tables" task=1
def starting_tables(
    n_states: int, n_actions: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the tables with which an agent begins.

    Args:
        n_states: Number of states, at least 1.
        n_actions: Number of actions, at least 1.

    Returns:
        Visits ``[n_states, n_actions]``, int64; policy ``[n_states, n_actions]``,
        float32; one-hot rows of the states ``[n_states, n_states]``, float32.
    """
    # BEGIN SOLUTION
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)
    # END SOLUTION


# %% test="starting_tables" points=1
def test_starting_tables() -> None:
    for n_states, n_actions in ((2, 4), (3, 1), (1, 3)):
        call = f"starting_tables({n_states}, {n_actions})"
        thought = "Return three tables in a tuple: visits, policy, one-hot."
        tables = checks.instance(
            call,
            checks.attempt(starting_tables, n_states, n_actions),
            tuple,
            thought=thought,
        )
        checks.equal("how many tables are returned", len(tables), 3, thought=thought)
        for name, table, expected, dtype in (
            ("visits", tables[0], np.zeros((n_states, n_actions)), torch.int64),
            (
                "policy",
                tables[1],
                np.full((n_states, n_actions), 1 / n_actions),
                torch.float32,
            ),
            ("one-hot", tables[2], np.identity(n_states), torch.float32),
        ):
            found = checks.tensor(
                f"{name} of {call}",
                table,
                shape=expected.shape,
                dtype=dtype,
                thought="A row for each state. What does a column stand for here? "
                "Counts are whole numbers, the two others are not.",
            )
            checks.close(
                f"{name} of {call}",
                found,
                expected,
                thought="What stands in each row, and what should its sum be?",
            )


# %% hidden="starting_tables" points=2
def hidden_starting_tables() -> None:
    def compare(n_states: int, n_actions: int) -> tuple[torch.Tensor, ...]:
        tables = checks.attempt(starting_tables, n_states, n_actions)
        thought = "Are three tables returned, in a tuple, for any numbers?"
        checks.instance("the result", tables, tuple, thought=thought)
        checks.equal("how many tables are returned", len(tables), 3, thought=thought)
        share = np.float32(Fraction(1, n_actions))
        for name, table, expected in zip(
            ("visits", "policy", "one-hot"),
            tables,
            (
                np.zeros((n_states, n_actions), dtype=np.int64),
                np.tile(share, (n_states, n_actions)),
                np.equal.outer(range(n_states), range(n_states)).astype(np.float32),
            ),
            strict=True,
        ):
            whole = expected.dtype.kind == "i"
            found = checks.tensor(
                name,
                table,
                shape=expected.shape,
                dtype=torch.int64 if whole else torch.float32,
                thought="Is the shape right for many and for few states and actions, "
                "and the dtype the one that is asked for?",
            )
            checks.close(
                name,
                found,
                expected,
                thought="Is every entry what it should be, for any numbers?",
                rtol=2e-7,
                atol=0.0,
            )
        return tables

    for n_states in (1, 2, 3, 7, 40):
        for n_actions in (1, 2, 3, 7, 49):
            compare(n_states, n_actions)
    compare(300, 10)
    compare(2, 1000)
    for n_states, n_actions in ((3, 4), (5, 2), (1, 1)):
        tables = compare(n_states, n_actions)
        for table in tables:  # an agent writes into them
            before = table.tolist()
            table[0, 0] = 7
            before[0][0] = 7
            checks.equal(
                "a table after a write into its first entry",
                table.tolist(),
                before,
                thought="Has each entry its own place in memory?",
            )
        older = compare(n_states, n_actions)
        before = [table.tolist() for table in older]
        for table in compare(n_states, n_actions):
            table.fill_(9)
        checks.equal(
            "the tables of an earlier call",
            [table.tolist() for table in older],
            before,
            thought="Does each call make tables of its own?",
        )


# %% [markdown]
# ## Exercise 2: a corridor
#
# *Medium, about 10 minutes.* A corridor has $n$ cells in a row, and an agent stumbles along it. From each cell it moves one cell to the
# **right** with probability $p$, and one to the **left** with probability $1 - p$. At the two ends there are walls: a move to the right in
# the last cell, or to the left in the first one, leaves the agent where it is.
#
# Return the transition matrix $P$: row $i$ says where the agent goes *from* cell $i$, entry $P_{ij}$ is the probability of cell $j$. Before you
# write: what is the shape, where are the entries that are not 0, and what does each row sum to?
#
# With three cells and $p = 0.75$:
#
# ```text
# [[0.25, 0.75, 0.00],
#  [0.25, 0.00, 0.75],
#  [0.00, 0.25, 0.75]]
# ```
#
# - The matrix is `float64`, right to twelve digits, and a new one at each call.
# - There may be a single cell: then the agent stays there, whatever it does.
#
# <details><summary>Hint</summary>
#
# Begin with zeros, and go through the rows. `max(i - 1, 0)` is the cell to the left, or the cell itself at the end. If two moves can
# lead to the same cell, their probabilities add up: `+=`.
#
# </details>


# %% exercise="corridor" task=1
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    """Return the transition matrix of a corridor.

    Args:
        n_states: Number of cells, at least 1.
        p_right: Probability of a move to the right, from 0 to 1.

    Returns:
        Row ``i``: the probabilities of all cells after a move from cell ``i``. Shape
        ``[n_states, n_states]``, float64.
    """
    # BEGIN SOLUTION
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix
    # END SOLUTION


# %% test="corridor" points=1
def test_corridor() -> None:
    three = [[0.25, 0.75, 0.0], [0.25, 0.0, 0.75], [0.0, 0.25, 0.75]]
    for n_states, p_right, expected in (
        (3, 0.75, three),
        (2, 0.1, [[0.9, 0.1], [0.9, 0.1]]),
        (1, 0.3, [[1.0]]),
    ):
        what = f"corridor({n_states}, {p_right})"
        matrix = checks.tensor(
            what,
            checks.attempt(corridor, n_states, p_right),
            shape=(n_states, n_states),
            dtype=torch.float64,
            thought="A row and a column for each cell, in float64.",
        )
        checks.close(
            f"the sums of the rows of {what}",
            matrix.sum(dim=1),
            np.ones(n_states),
            thought="Something always follows: what happens at the two ends?",
            rtol=1e-12,
        )
        checks.close(
            what,
            matrix,
            expected,
            thought="Rows: from where. Columns: to where. Right is one column further.",
            rtol=1e-12,
        )


# %% hidden="corridor" points=2
def hidden_corridor() -> None:
    def compare(n_states: int, p_right: float) -> torch.Tensor:
        matrix = checks.tensor(
            "the transition matrix",
            checks.attempt(corridor, n_states, p_right),
            shape=(n_states, n_states),
            dtype=torch.float64,
            thought="A row and a column for each cell, in float64, for any number?",
        )
        stay_left = np.pad(np.eye(n_states)[:-1], ((1, 0), (0, 0)))
        stay_left[0, 0] = 1.0
        stay_right = stay_left[::-1, ::-1]
        checks.close(
            "the transition matrix",
            matrix,
            p_right * stay_right + (1 - p_right) * stay_left,
            thought="Is each entry the probability to go from row i to column j, at "
            "both ends too, with one cell or many, with twelve digits?",
            rtol=1e-12,
            atol=1e-15,
        )
        return matrix

    for n_states in (1, 2, 3, 4, 9, 60):
        for p_right in (0.0, 1.0, 0.5, 0.1, 1 / 3, 0.999, 1e-9, 0, 1):
            compare(n_states, p_right)
    for n_states in (1, 2, 5):
        matrix = compare(n_states, 0.25)
        matrix.fill_(-1.0)  # somebody writes into a result
        compare(n_states, 0.25)
        checks.true(
            "a new matrix at each call",
            checks.returns_new_tensors(corridor, n_states, 0.25),
            thought="What becomes of an older matrix at the next call?",
        )


# %% [markdown]
# Your corridor of six cells as a picture. **Predict**: rows sum to 1. Do the columns, too?


# %% tags=["demo", "nbval-check-output"] alt="A transition matrix of six cells as a table of coloured numbers: 0.7 just right of the diagonal, 0.3 just left of it, 0.3 in the first corner and 0.7 in the last; all else is 0."
def show_corridor() -> None:
    """Draw the matrix of a corridor, and print the sums along both axes."""
    matrix = corridor(6, 0.7)
    _, axes = plt.subplots(figsize=(5.4, 4.2), layout="constrained")
    plots.heatmap(axes, matrix, colour_label="probability")
    axes.set(xlabel="to cell", ylabel="from cell", title="P for p = 0.7")
    plt.show()
    for dim, lines in ((1, "rows"), (0, "columns")):
        sums = " ".join(f"{total:.1f}" for total in matrix.sum(dim=dim).tolist())
        print(f"sums of the {lines:7} (dim={dim}): {sums}")
    assert torch.allclose(matrix.sum(dim=1), torch.ones(6, dtype=torch.float64))
    assert (matrix.sum(dim=0)[[0, -1]] - 1).abs().min() > 0.3


with checks.demonstration():
    show_corridor()

# %% [markdown]
# They do not: many moves lead to the last cell, and few to the first. A transition matrix has a direction, *from* rows *to* columns. Its
# transpose is a different matrix, and its rows do not all sum to 1.

# %% [markdown]
# ## A table, a strip of memory, and two ways to turn
#
# Below, one strip of twelve numbers holds a table of three rows. Both matrices on the right are 4 by 3 and read the same strip.
# **Predict**: which cell will be filled in the transpose, and which in the reshaped table? Then move the slider. At which positions do the
# two agree? (Without a slider you see position 6.)


# %% tags=["demo"] alt="A strip with the numbers 0 to 11 and three tables that read it. Position 6 is filled: in the table of 3 rows and 4 columns it is row 1, column 2; in its transpose row 2, column 1; in the table reshaped to 4 rows and 3 columns it is row 2, column 0."
def strip_figure(position: int) -> Figure:
    """Draw a strip of memory and three tables that read it, with one number marked."""
    strip = torch.arange(12)
    table = strip.reshape(3, 4)
    figure = plt.figure(figsize=(8.4, 4.6), layout="constrained")
    grid = figure.add_gridspec(2, 3, height_ratios=(1, 3))
    head, marked = figure.add_subplot(grid[0, :]), strip[None] == position
    matrices.boxes(head, strip[None], marked, title="the strip")
    for column, (title, matrix) in enumerate(
        {
            "table: 3 by 4": table,
            "table.T: 4 by 3": table.T,
            "table.reshape(4, 3)": table.reshape(4, 3),
        }.items()
    ):
        axes = figure.add_subplot(grid[1, column])
        i, j = torch.nonzero(matrix == position)[0].tolist()
        title = f"{title}\nrow {i}, column {j}"
        matrices.boxes(axes, matrix, matrix == position, title=title)
        axes.set_anchor("N")
    return figure


controls.interactive_figure(
    strip_figure, position=controls.slider(0, 11, 1, 6, "position in the strip")
)

# %% [markdown]
# What to see: down a column of `table.T`, the numbers rise by one, as they did along a row of `table`. The reshaped table reads on in rows,
# so that rows 1 and 2 hold the end of one old row and the start of the next. If rows were steps and columns features, a "row" would now
# mix the features of two steps.
#
# PyTorch notes how to read the strip in a tensor's **strides**: how far it is, in memory, to the next row and to the next column. The next
# cell prints them, and asserts both lemmas for all matrices of up to nine rows and columns.


# %% tags=["demo", "nbval-check-output"]
def show_strides() -> None:
    """Print strides, and check Lemma 1 and the end of Lemma 2 for many shapes."""
    table = torch.arange(12).reshape(3, 4)
    for expression, matrix in {
        "table": table,
        "table.T": table.T,
        "table.reshape(4, 3)": table.reshape(4, 3),
    }.items():
        print(f"{expression:20} strides {matrix.stride()}")
    for n in range(1, 10):
        for m in range(1, 10):
            strip = torch.arange(n * m)
            matrix = strip.reshape(n, m)
            assert all(matrix[k // m, k % m] == k for k in range(n * m))
            alike = torch.equal(matrix.reshape(m, n), matrix.T)
            assert alike == (n == 1 or m == 1)


show_strides()

# %% [markdown]
# A transpose exchanges the two strides, and moves not a single number. That makes it free, whatever the size, and it makes it a view.

# %% [markdown]
# ## Exercise 3: check it, element by element
#
# *Medium, about 10 minutes.* A colleague sends you a table and what is claimed to be its transpose. Return two things, in a tuple:
#
# 1. the true transpose of the table, in the table's dtype (view or copy, as you like);
# 2. a list of all the places at which the candidate differs from it: pairs (row, column), tuples or lists of plain Python integers, counted
#    in the *candidate*, row after row, from left to right. If the candidate is right, the list is empty.
#
# Take `[[1, 2, 3], [4, 5, 6]]` and the candidate `[[1, 2], [3, 4], [5, 6]]`. The transpose is `[[1, 4], [2, 5], [3, 6]]`, and the list is
# `[(0, 1), (1, 0), (1, 1), (2, 0)]`. The first and the last entry agree, as Lemma 2 said.
#
# - A candidate that does not have the shape of the transpose is not compared at all: raise a `ValueError` whose message holds the numbers
#   of rows and columns of both matrices.
# - The table may have no rows, or no columns. Then no place differs, provided that the shape is right.
# - The arguments stay as they are.
#
# <details><summary>Hint</summary>
#
# Two loops, as in the box; or a comparison of two matrices, which is a matrix of truth values, and `torch.nonzero`. `.tolist()` turns
# tensors into plain numbers. A comparison of unequal shapes may pass without a word: check the shapes first.
#
# </details>


# %% exercise="misplaced" task=2
def misplaced(
    table: torch.Tensor, candidate: torch.Tensor
) -> tuple[torch.Tensor, list[tuple[int, int]]]:
    """Return the transpose of a table, and where a candidate differs from it.

    Args:
        table: Matrix of shape ``[n, m]``, of any real dtype or bool, on the CPU,
            perhaps with infinities but without NaN; ``n`` and ``m`` may be 0.
        candidate: Matrix with any numbers of rows and columns, dtype of ``table``,
            without NaN.

    Returns:
        The transpose, shape ``[m, n]``, dtype of ``table``; and the places in
        ``candidate`` that differ from it, each a pair of row and column, in the order
        of reading.

    Raises:
        ValueError: ``candidate`` is not of shape ``[m, n]``; the message holds the rows
            and columns of both.
    """
    # BEGIN SOLUTION
    n, m = table.shape
    if candidate.shape != (m, n):
        shapes = f"{tuple(table.shape)} and {tuple(candidate.shape)}"
        raise ValueError(f"table and candidate have the shapes {shapes}")
    places = [
        (j, i) for j in range(m) for i in range(n) if candidate[j, i] != table[i, j]
    ]
    return table.T, places
    # END SOLUTION


# %% test="misplaced" points=1
def test_misplaced() -> None:
    table = torch.tensor([[1, 2, 3], [4, 5, 6]])
    swapped = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    for what, given, candidate, places in (
        (
            "a reshaped table",
            table,
            table.reshape(3, 2),
            [(0, 1), (1, 0), (1, 1), (2, 0)],
        ),
        ("a right transpose", table, table.T.clone(), []),
        ("a square table that was not turned", swapped, swapped, [(0, 1), (1, 0)]),
        ("a table without rows", table[:0], table[:0].T, []),
    ):
        with checks.unchanged(table=given, candidate=candidate):
            pair = checks.attempt(misplaced, given, candidate)
        thought = "Return two things in a tuple: the transpose, and a list of places."
        checks.instance(f"the result for {what}", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        turned = checks.tensor(
            f"the transpose for {what}",
            pair[0],
            shape=(given.shape[1], given.shape[0]),
            dtype=given.dtype,
            thought="Rows and columns change places, nothing else.",
        )
        columns = [list(column) for column in zip(*given.tolist(), strict=True)]
        if columns:
            checks.equal(
                f"the transpose for {what}",
                turned,
                columns,
                thought="Column i of the transpose is row i of the table.",
            )
        found = checks.instance("the places", pair[1], list, thought=thought)
        checks.equal(
            f"the places for {what}",
            found,
            places,
            thought="Places in the candidate, row after row: (row, column).",
        )
        checks.true(
            "places of plain Python integers",
            all(type(number) is int for place in found for number in place),
            thought="Not NumPy's integers, nor tensors: what does `.tolist()` give?",
        )
    for other in (table, table.T[:1], torch.tensor([[1]])):
        checks.raises(
            ValueError,
            lambda other=other: misplaced(table, other),
            mentions=["2", "3", *map(str, other.shape)],
            thought="Another shape than the transpose's is refused, and both are told.",
        )


# %% hidden="misplaced" points=2
def hidden_misplaced() -> None:
    def compare(table: torch.Tensor, candidate: torch.Tensor) -> None:
        with checks.unchanged(table=table, candidate=candidate):
            pair = checks.attempt(misplaced, table, candidate)
        thought = "Is it a tuple of the transpose and a list of places, always?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        n, m = table.shape
        turned = checks.tensor(
            "the transpose",
            pair[0],
            shape=(m, n),
            dtype=table.dtype,
            thought="Are shape and dtype right, also without rows or columns?",
        )
        rows, others = table.tolist(), candidate.tolist()
        if n and m:
            expected = [[rows[i][j] for i in range(n)] for j in range(m)]
            checks.equal(
                "the transpose",
                turned,
                expected,
                thought="Is it the transpose of the table itself, with every digit?",
            )
        places = checks.instance("the places", pair[1], list, thought=thought)
        for place in places:
            thought = "Is each place a pair of plain Python integers?"
            checks.true("a place", isinstance(place, tuple | list), thought=thought)
            checks.true(
                "a place",
                [type(number) for number in place] == [int] * 2,
                thought=thought,
            )
        checks.equal(
            "the places",
            places,
            [
                (j, i)
                for j, row in enumerate(others)
                for i, entry in enumerate(row)
                if entry != rows[i][j]
            ],
            thought="Is each place noted where the two differ, however little, in the "
            "order of reading, and no other?",
        )

    rng = np.random.default_rng(41)
    for n, m in ((1, 1), (1, 4), (4, 1), (2, 2), (3, 5), (6, 3), (4, 4), (12, 11)):
        for dtype in (torch.float64, torch.float32, torch.int64, torch.bool):
            table = torch.tensor(rng.integers(0, 3, size=(n, m))).to(dtype)
            compare(table, table.T)
            compare(table, table.reshape(m, n))
            compare(table, table.flip(0).T)
            compare(table, table.T.logical_not().to(dtype))
        table = torch.tensor(rng.normal(size=(n, m)))
        for _ in range(3):
            j, i = int(rng.integers(m)), int(rng.integers(n))
            for change in (1e-12, -1e-12, 5.0):  # one entry, and perhaps very little
                candidate = table.T.clone()
                candidate[j, i] += change
                compare(table, candidate)
    for dtype in (torch.uint8, torch.int16, torch.float16, torch.bfloat16):
        table = torch.tensor(rng.integers(0, 99, size=(3, 4))).to(dtype)
        compare(table, table.T)
        compare(table, table.reshape(4, 3))
    large = torch.tensor([[2**53, 1, -(2**60)]])
    compare(large, large.T + torch.tensor([[1], [0], [1]]))
    infinite = torch.tensor([[math.inf, 1.0], [-math.inf, -0.0]])
    compare(infinite, infinite.T)
    compare(infinite, infinite)
    wide = torch.tensor(rng.normal(size=(8, 9)))
    compare(wide[::2, 1::3], wide[::2, 1::3].T.contiguous())
    compare(wide[:5, 4:].T, wide[:5, 4:])
    for n, m in ((0, 1), (0, 3), (2, 0), (0, 0)):
        compare(torch.zeros(n, m), torch.zeros(m, n))
    many = torch.tensor(rng.integers(0, 9, size=(30, 40)))
    compare(many, many.reshape(40, 30))
    candidate = many.T.clone()
    compare(many, candidate)
    candidate[3, 5] += 1  # the caller's matrices have other numbers now
    many[7, 1] += 1
    compare(many, candidate)
    for shape, other in (
        ((3, 2), (3, 2)),
        ((4, 7), (1, 4)),
        ((4, 7), (7, 1)),
        ((4, 7), (1, 1)),
        ((1, 7), (1, 7)),
        ((6, 1), (6, 1)),
        ((4, 4), (4, 3)),
        ((5, 3), (4, 5)),
        ((0, 3), (0, 3)),
        ((0, 3), (2, 0)),
        ((2, 6), (3, 4)),
        ((2, 3), (0, 0)),
    ):
        thought = (
            "Is each candidate refused that has not the shape of the transpose, and "
            "does the message hold rows and columns of both?"
        )
        table, candidate = torch.ones(shape), torch.ones(other)
        with checks.unchanged(table=table, candidate=candidate):
            text = checks.raises(
                ValueError,
                lambda a=table, b=candidate: misplaced(a, b),
                thought=thought,
            )
        told = {int(number) for number in re.findall(r"\d+", text)}
        checks.true(
            "the message of the error", {*shape, *other} <= told, thought=thought
        )


# %% [markdown]
# How wrong is a reshaped table? By Lemma 2 it agrees with the transpose where $i\,(m - 1) = j\,(n - 1)$. Let both $n$ and $m$ be at least 2,
# and $g$ the greatest common divisor of $n - 1$ and $m - 1$. Then $i$ must be one of the $g + 1$ multiples of $(n - 1) / g$ from 0 to
# $n - 1$, and $j$ follows from it: $g + 1$ places agree. Your function counts them.


# %% tags=["demo", "nbval-check-output"]
def show_agreements() -> None:
    """Count where reshaping agrees with transposing, and hold it against g + 1."""
    for n, m in ((3, 4), (4, 4), (5, 9), (20, 58)):
        table = torch.arange(n * m).reshape(n, m)
        _, places = misplaced(table, table.reshape(m, n))
        n_alike = n * m - len(places)
        print(f"{n:2} by {m:2}: {n_alike:2} of {n * m:4} entries are in their place")
        assert n_alike == math.gcd(n - 1, m - 1) + 1
        assert (0, 0) not in places and (m - 1, n - 1) not in places


with checks.demonstration():
    show_agreements()

# %% [markdown]
# The first and the last entry are always right: whoever looks only at the two ends of a table sees no mistake. So compare all entries,
# as you did. And mind the square table, 4 by 4: there not even the shape tells a matrix that has been turned from one that
# has not.

# %% [markdown]
# ## Sum and product, entry by entry
#
# **Predict, then run.** Which are errors, and which shapes have the others?
#
# ```text
# A: torch.ones(2, 3) + torch.ones(2, 3)       C: torch.ones(2, 3) * torch.ones(3, 2)
# B: torch.ones(2, 3) * torch.ones(2, 3)       D: torch.ones(2, 3) * torch.ones(1, 3)
# ```


# %% tags=["demo", "nbval-check-output"]
def show_elementwise() -> None:
    """Print the shapes of A to D, or that they are errors."""
    for name, shape in {"A": (2, 3), "B": (2, 3), "C": (3, 2), "D": (1, 3)}.items():
        left, right = torch.ones(2, 3), torch.ones(shape)
        try:
            result = left + right if name == "A" else left * right
            print(f"{name}: shape {tuple(result.shape)}")
        except RuntimeError as error:
            print(f"{name}: {error}")


show_elementwise()

# %% [markdown]
# C is refused, though both have six entries. D passes: an axis of length 1 is stretched, as you know it from vectors. If you meant two
# tables of the same states and actions, then D is a bug that nobody reports. When shapes have to be equal, say so in your code.

# %% [markdown]
# ## Exercise 4: two workers, one table
#
# *Medium, about 10 minutes.* Two workers explore the same world. Each keeps two matrices, with a row for each state and a column for each
# action: $N$, how often it took this action in this state, and $M$, the mean of the rewards that it got there. Pool what they know:
#
# $$N = N_1 + N_2, \qquad M_{ij} = \frac{(N_1 \odot M_1 + N_2 \odot M_2)_{ij}}{N_{ij}} .$$
#
# This is the mean over all rewards of both, since a count times a mean is a sum of rewards. Return the pooled counts and means, in a tuple.
# For one state and three actions:
#
# ```text
# counts [[1, 3, 0]]   means [[4.0, 2.0, 9.0]]    of one worker
# counts [[1, 1, 0]]   means [[0.0, 6.0, 7.0]]    of the other
# counts [[2, 4, 0]]   means [[2.0, 3.0, 0.0]]    of both
# ```
#
# - Where neither has ever been, the pooled mean is 0. (Not NaN: 0 divided by 0 is NaN.)
# - Where a worker has never been, its mean is no knowledge, but a leftover: any finite number, however large. It must not count.
# - The pooled counts are `int64`. The pooled means have the dtype of the given ones. Measured by the larger mean that counts, they are right
#   to five digits in `float32`, to eleven in `float64`.
# - The arguments stay as they are, and the results are new tensors. There may be no states at all.
# - If the tables of the two workers differ in shape, raise a `ValueError` whose message holds rows and columns of both.
#
# <details><summary>Hint</summary>
#
# By what can you divide where the count is 0, so that nothing happens to the total, which is 0 there? `counts.clamp(min=1)` has no zeros.
#
# </details>


# %% exercise="pool" task=3
def pool(
    counts_1: torch.Tensor,
    means_1: torch.Tensor,
    counts_2: torch.Tensor,
    means_2: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pool the counts and the mean rewards of two workers.

    Args:
        counts_1: How often the first worker took each action in each state, at least 0:
            shape ``[n_states, n_actions]``, perhaps without rows, int64, on the CPU.
        means_1: Its mean rewards, of the same shape: float32 or float64. All means are
            finite; where the count is not 0, mean and sum are below 1e30 in size.
        counts_2: Counts of the second worker, int64.
        means_2: Its means, of the shape of ``counts_2`` and the dtype of ``means_1``.

    Returns:
        Counts, int64, and means, dtype of ``means_1``, of both together; the mean is 0
        where the count is. New tensors of shape ``[n_states, n_actions]``.

    Raises:
        ValueError: The workers' tables differ in shape; the message holds the rows and
            columns of both.
    """
    # BEGIN SOLUTION
    if counts_1.shape != counts_2.shape:
        shapes = f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}"
        raise ValueError(f"the workers' tables have the shapes {shapes}")
    counts = counts_1 + counts_2
    totals = counts_1 * means_1 + counts_2 * means_2
    return counts, totals / counts.clamp(min=1)
    # END SOLUTION


# %% test="pool" points=1
def test_pool() -> None:
    for dtype in (torch.float32, torch.float64):
        for c_1, m_1, c_2, m_2, counts, means in (
            (
                [[1, 3, 0]],
                [[4.0, 2.0, 9.0]],
                [[1, 1, 0]],
                [[0.0, 6.0, 7.0]],
                [[2, 4, 0]],
                [[2.0, 3.0, 0.0]],
            ),
            (
                [[0, 2], [5, 0]],
                [[1e9, -1.0], [0.5, 0.0]],
                [[4, 0], [0, 0]],
                [[0.25, 8.0], [-8.0, 3.0]],
                [[4, 2], [5, 0]],
                [[0.25, -1.0], [0.5, 0.0]],
            ),
        ):
            n_1, n_2 = torch.tensor(c_1), torch.tensor(c_2)
            first, second = (
                torch.tensor(m_1, dtype=dtype),
                torch.tensor(m_2, dtype=dtype),
            )
            with checks.unchanged(
                counts_1=n_1, means_1=first, counts_2=n_2, means_2=second
            ):
                pair = checks.attempt(pool, n_1, first, n_2, second)
            thought = "Return two tables in a tuple: the counts, then the means."
            checks.instance("the result", pair, tuple, thought=thought)
            checks.equal("how many are returned", len(pair), 2, thought=thought)
            shape = tuple(n_1.shape)
            pooled = checks.tensor(
                "the counts", pair[0], shape=shape, dtype=torch.int64, thought=thought
            )
            checks.equal("the counts", pooled, counts, thought="Entry by entry.")
            pooled = checks.tensor(
                "the means", pair[1], shape=shape, dtype=dtype, thought=thought
            )
            checks.close(
                f"the means of counts {c_1}, {c_2} and means {m_1}, {m_2}",
                pooled,
                means,
                thought="Who has been there more often, counts more; who never was, "
                "not at all. And 0 where nobody was.",
            )
    for n_columns in (2, 1):
        other = torch.ones(3, n_columns, dtype=torch.int64)
        one = torch.ones(3, 4, dtype=torch.int64)
        checks.raises(
            ValueError,
            lambda one=one, other=other: pool(one, one * 0.5, other, other * 0.5),
            mentions=["3", "4", str(n_columns)],
            thought="Tables of different shapes are refused, and both shapes are told.",
        )


# %% hidden="pool" points=2
def hidden_pool() -> None:
    def compare(
        counts_1: torch.Tensor,
        means_1: torch.Tensor,
        counts_2: torch.Tensor,
        means_2: torch.Tensor,
    ) -> None:
        with checks.unchanged(
            counts_1=counts_1, means_1=means_1, counts_2=counts_2, means_2=means_2
        ):
            pair = checks.attempt(pool, counts_1, means_1, counts_2, means_2)
        thought = "Are counts and means returned, in a tuple?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many are returned", len(pair), 2, thought=thought)
        shape, dtype = tuple(counts_1.shape), means_1.dtype
        thought = "Are shapes and dtypes right, whole counts and means as given?"
        counts = checks.tensor(
            "the counts", pair[0], shape=shape, dtype=torch.int64, thought=thought
        )
        means = checks.tensor(
            "the means", pair[1], shape=shape, dtype=dtype, thought=thought
        )
        numbers = [
            given.flatten().tolist()
            for given in (counts_1, means_1, counts_2, means_2, counts, means)
        ]
        digits = Fraction(1, 10**5 if dtype == torch.float32 else 10**11)
        right = []
        for n_1, m_1, n_2, m_2, n, m in zip(*numbers, strict=True):
            total = n_1 * Fraction(m_1) + n_2 * Fraction(m_2)
            exact = total / (n_1 + n_2) if n_1 + n_2 else Fraction(0)
            seen = [abs(Fraction(mean)) for n, mean in ((n_1, m_1), (n_2, m_2)) if n]
            allowed = digits * sum(seen, Fraction(0))
            close = math.isfinite(m) and abs(Fraction(m) - exact) <= allowed
            right.append(n == n_1 + n_2 and close)
        checks.true(
            "counts and means, entry by entry",
            all(right),
            thought="Is each mean that over all rewards of both, a leftover without "
            "weight, and exactly 0 where nobody was?",
        )

    rng = np.random.default_rng(43)
    for shape in ((1, 1), (1, 5), (4, 1), (3, 3), (7, 2), (30, 6), (0, 3)):
        for largest in (1, 2, 5, 1000):
            n_1, n_2 = torch.tensor(rng.integers(0, largest + 1, size=(2, *shape)))
            m_1, m_2 = torch.tensor(rng.normal(scale=4.0, size=(2, *shape)))
            compare(n_1, m_1, n_2, m_2)
            compare(n_1, m_1.float(), n_2, m_2.float())
            compare(n_1, m_1, torch.zeros_like(n_1), m_2)
            compare(torch.zeros_like(n_1), m_1, torch.zeros_like(n_1), m_2)
            compare(n_1, m_1, n_1, m_1)
    one = torch.tensor([[1]])
    tiny = torch.tensor([[3e-9]], dtype=torch.float64)
    compare(one, tiny, 2 * one, -tiny)
    compare(one, torch.tensor([[4e6]]), 9999 * one, torch.tensor([[-3e6]]))
    compare(torch.tensor([[2**53]]), tiny, one, tiny)  # a sum that no float holds
    compare(torch.tensor([[2**24]]), tiny, one, -tiny)  # nor any float32
    seen = torch.tensor([[0, 3, 0], [1, 0, 2]])
    for dtype, huge in ((torch.float32, 1e37), (torch.float64, -1e307)):
        means = torch.tensor([[0.3, -7.0, 2.0], [0.1, 3e-3, 9.0]], dtype=dtype)
        unseen = (seen == 0).to(seen.dtype)
        leftover = torch.where(seen > 0, means, huge)
        compare(seen, leftover, unseen, means)
        compare(unseen, means, seen, leftover)
        compare(seen, leftover, torch.zeros_like(seen), leftover)
    wide = torch.tensor(rng.integers(0, 4, size=(6, 8)))
    compare(wide[::2, :4], wide[::2, :4] * 0.5, wide[::2, 4:], wide[1::2, 4:] * 0.25)
    compare(wide.T, wide.T * 0.5, wide.T.flip(0), wide.T * -0.25)
    counts, means = wide.clone(), wide * 0.5
    compare(counts, means, wide, means)
    counts += 2  # the caller's tables have other numbers now
    means *= -3
    compare(counts, means, wide, means)
    nothing = torch.zeros_like(wide)
    for n_1, n_2 in ((counts, wide), (counts, nothing), (nothing, counts)):
        checks.true(
            "new tensors",
            checks.returns_new_tensors(pool, n_1, means, n_2, means),
            thought="Are counts and means new tensors, for idle workers too?",
        )
    for shape, other in (
        ((3, 2), (2, 3)),
        ((3, 2), (1, 2)),
        ((1, 2), (3, 2)),
        ((3, 5), (3, 1)),
        ((4, 4), (1, 1)),
        ((0, 3), (1, 3)),
        ((0, 3), (0, 2)),
        ((6, 7), (6, 8)),
    ):
        n_1 = torch.ones(shape, dtype=torch.int64)
        n_2 = torch.ones(other, dtype=torch.int64)
        thought = (
            "Is every pair of different shapes refused, also where PyTorch would "
            "stretch one, and does the message hold rows and columns of both?"
        )
        m_1, m_2 = n_1 * 0.5, n_2 * 0.5
        with checks.unchanged(counts_1=n_1, means_1=m_1, counts_2=n_2, means_2=m_2):
            text = checks.raises(
                ValueError,
                lambda n_1=n_1, m_1=m_1, n_2=n_2, m_2=m_2: pool(n_1, m_1, n_2, m_2),
                thought=thought,
            )
        told = {int(number) for number in re.findall(r"\d+", text)}
        checks.true(
            "the message of the error", {*shape, *other} <= told, thought=thought
        )


# %% [markdown]
# If your function is right, two workers who pool their tables know exactly what one worker would know who had collected all the rewards.
# We try that on a world of three states and two actions with random rewards, and compare with the plain average of both tables of means,
# which ignores the counts.


# %% tags=["demo"]
def collect(
    generator: torch.Generator, n_steps: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take random actions, and return counts (int64) and sums of rewards (float64)."""
    counts = torch.zeros(3, 2, dtype=torch.int64)
    sums = torch.zeros(3, 2, dtype=torch.float64)
    for _ in range(n_steps):
        state = int(torch.randint(3, (), generator=generator))
        action = int(torch.randint(2, (), generator=generator))
        reward = torch.randn((), generator=generator, dtype=torch.float64)
        counts[state, action] += 1
        sums[state, action] += state - action + reward
    return counts, sums


def show_pooling(seed: int) -> None:
    """Pool two workers, and compare with one who has seen everything."""
    generator = torch.Generator().manual_seed(seed)
    (n_1, sums_1), (n_2, sums_2) = collect(generator, 30), collect(generator, 120)
    means_1, means_2 = sums_1 / n_1.clamp(min=1), sums_2 / n_2.clamp(min=1)
    _, means = pool(n_1, means_1, n_2, means_2)
    exact = (sums_1 + sums_2) / (n_1 + n_2).clamp(min=1)
    pooled = (means - exact).abs().max().item()
    plain = ((means_1 + means_2) / 2 - exact).abs().max().item()
    print(f"largest error: pooled {pooled:.0e}, plain average {plain:.2f}")
    assert pooled < 1e-12 and plain > 0.01


with checks.demonstration():
    for shown_seed in range(5):
        show_pooling(shown_seed)

# %% [markdown]
# The pooled means are right, but for rounding. The plain average is not: it lets 30 steps speak as loudly as 120.

# %% [markdown]
# ## One vector, two directions
#
# A vector can act on a matrix in two ways. With one entry for each *column*, it acts on each row in the same way. With one entry for each
# *row*, it acts on each column in the same way:
#
# $$(A - c)_{ij} = A_{ij} - c_j \qquad \text{or} \qquad A_{ij} - v_i .$$
#
# PyTorch aligns shapes at their *last* axis. So a vector of shape `(m,)` is read as a row, `(1, m)`, and stretched down: `A - c` is the first
# formula. For the second, make the vector a column yourself. `v[:, None]` has the shape `(n, 1)`, and is stretched across. (`v.unsqueeze(1)` and
# `v.reshape(-1, 1)` do the same. Part 1.5 tells the whole story.)
#
# **Lemma 3.** The second is the first, between two transpositions: $A_{ij} - v_i$ are the entries of $(A^\top - v)^\top$.
#
# *Proof.* $A^\top$ has $n$ columns, one for each entry of $v$, so $(A^\top - v)_{ji} = (A^\top)_{ji} - v_i = A_{ij} - v_i$. Transposing puts
# it at $(i, j)$. $\blacksquare$
#
# Back to the record of the cart. Its four features have different units, so we divide each *column* by a typical size of its feature. That is
# `/ sizes`. Somebody writes `/ sizes[:, None]` by mistake. **Predict** what happens with five rows of the record, and with four.


# %% tags=["demo", "nbval-check-output"]
def show_directions() -> None:
    """Divide rows of the record by four numbers, in the right and the wrong way."""
    sizes = torch.tensor([2.4, 1.0, 0.2, 2.0])
    for n_rows in (5, 4):
        rows = record[:n_rows]
        right = rows / sizes
        print(f"{n_rows} rows, right: {tuple(right.shape)}")
        try:
            wrong = rows / sizes[:, None]
            same = torch.allclose(right, wrong)
            print(f"{n_rows} rows, wrong: {tuple(wrong.shape)}, same numbers: {same}")
            assert n_rows == 4 and not same
            assert torch.equal(wrong, (rows.T / sizes).T)  # Lemma 3
        except RuntimeError as error:
            print(f"{n_rows} rows, wrong: {error}")
            assert n_rows != 4
    for n, m in torch.cartesian_prod(torch.arange(1, 8), torch.arange(1, 8)).tolist():
        for exchanged in (torch.ones(n), torch.ones(m, 1)):  # both of the wrong way
            silent = True
            try:
                torch.div(torch.ones(n, m), exchanged)
            except RuntimeError:
                silent = False
            assert silent == (n == m or 1 in (n, m))


show_directions()

# %% [markdown]
# That answers the question of this part. PyTorch compares lengths, not meanings. With five rows the mistake is an error. With as many rows as
# columns it stays silent, and each *step* is divided by the size of a feature. It stays silent, too, where there is a single row or column,
# since a length of 1 fits everything; the cell asserts that there are no other cases. So try your code on a table that is **not square**,
# with unequal numbers in it, and look at the entries.

# %% [markdown]
# ## Exercise 5: what is an action worth, here and now?
#
# *Medium, about 10 minutes.* A Q-table $q$ tells what an agent expects from each action (columns) in each state (rows). Some actions cost
# effort, the same in every state: $c_a$. Some states are good whatever one does: $v_s$. What is left is the **advantage** of an action in a
# state:
#
# $$A_{sa} = q_{sa} - c_a - v_s .$$
#
# Return the matrix of all of them. Let PyTorch stretch the vectors: no `for`, `while`, comprehension or recursion, and nothing that calls a
# function for each row or number (`map`, `vmap`, `np.vectorize`, `functools.reduce`, `itertools` and their kin). The tests look for these in your
# text, and they measure time: with 4000 states or actions, your function must take less than a tenth of the time of a loop with one small
# subtraction for each. Which of the two vectors needs another shape first?
#
# With $q$ = `[[5, 7], [1, 0], [4, 4]]`, the costs `[0, 1]` and the values `[6, 1, 2]`, it is `[[-1, 0], [0, -2], [2, 1]]`.
#
# - The result is a new tensor with shape and dtype of `q`. The arguments stay as they are.
# - The table may be square, and may have a single state, a single action, or no state at all.
# - If the costs are not as many as the actions, or the values not as many as the states, raise a `ValueError` whose message holds the number
#   that came and the number that was expected. That goes for a single entry, too, which PyTorch would stretch.
#
# <details><summary>Hint</summary>
#
# Write the three shapes under each other, aligned at the right. `n_states, n_actions = q.shape` gives you the two lengths to check.
#
# </details>


# %%
def check_stretched(
    answer: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
) -> None:
    """Check that an answer leaves the loops to PyTorch. (The tests call this.)"""
    thought = "Let PyTorch stretch the vectors: no loop of any kind."
    checks.true(
        "an answer without a loop", not checks.goes_one_by_one(answer), thought=thought
    )
    for n_states, n_actions in ((4000, 2), (2, 4000)):
        q = torch.full((n_states, n_actions), 0.5)
        costs, values = torch.ones(n_actions), torch.ones(n_states)
        checks.true(
            f"less than a tenth of a loop's time, for q of shape {tuple(q.shape)}",
            checks.beats_a_loop(answer, q, costs, values, n_rounds=4000, factor=10),
            thought=thought,
        )


# %% exercise="advantages" task=4
def advantages(
    q: torch.Tensor, action_costs: torch.Tensor, state_values: torch.Tensor
) -> torch.Tensor:
    """Return action values minus the cost of the action and the value of the state.

    Args:
        q: Action values, shape ``[n_states, n_actions]``, float32 or float64, on the
            CPU; there is at least one action, and perhaps no state.
        action_costs: Cost of each action, shape ``[n_actions]``, dtype of ``q``.
        state_values: Value of each state, shape ``[n_states]``, dtype of ``q``.

    Returns:
        Advantages, a new tensor of shape ``[n_states, n_actions]``, dtype of ``q``.

    Raises:
        ValueError: There are not as many costs as actions, or not as many values as
            states; the message holds the number that came and the expected one.
    """
    # BEGIN SOLUTION
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values[:, None]
    # END SOLUTION


# %% test="advantages" points=1
def test_advantages() -> None:
    for q, costs, values, expected in (
        (
            [[5.0, 7.0], [1.0, 0.0], [4.0, 4.0]],
            [0.0, 1.0],
            [6.0, 1.0, 2.0],
            [[-1.0, 0.0], [0.0, -2.0], [2.0, 1.0]],
        ),
        (
            [[1.0, 2.0], [3.0, 4.0]],
            [0.5, 0.0],
            [1.0, 3.0],
            [[-0.5, 1.0], [-0.5, 1.0]],
        ),
        ([[1.0], [5.0], [2.0]], [1.0], [0.0, 1.0, 2.0], [[0.0], [3.0], [-1.0]]),
        ([[1.0, 5.0, 2.0]], [1.0, 2.0, 0.0], [1.0], [[-1.0, 2.0, 1.0]]),
    ):
        table, c, v = torch.tensor(q), torch.tensor(costs), torch.tensor(values)
        with checks.unchanged(q=table, action_costs=c, state_values=v):
            found = checks.attempt(advantages, table, c, v)
        what = f"the advantages of q = {q}, costs {costs}, values {values}"
        found = checks.tensor(
            what,
            found,
            shape=tuple(table.shape),
            dtype=torch.float32,
            thought="As many rows and columns as q has. Did something stretch?",
        )
        checks.close(
            what,
            found,
            expected,
            thought="One cost for each column, one value for each row.",
        )
    for n_costs, n_values, told in (
        (3, 3, "32"),
        (1, 3, "12"),
        (2, 1, "13"),
        (3, 2, "32"),
    ):
        checks.raises(
            ValueError,
            lambda n_costs=n_costs, n_values=n_values: advantages(
                torch.zeros(3, 2), torch.zeros(n_costs), torch.zeros(n_values)
            ),
            mentions=list(told),
            thought="Vectors of another length are refused, and both numbers are told.",
        )
    check_stretched(advantages)


# %% hidden="advantages" points=2
def hidden_advantages() -> None:
    def compare(q: torch.Tensor, costs: torch.Tensor, values: torch.Tensor) -> None:
        with checks.unchanged(q=q, action_costs=costs, state_values=values):
            found = checks.attempt(advantages, q, costs, values)
        found = checks.tensor(
            "the advantages",
            found,
            shape=tuple(q.shape),
            dtype=q.dtype,
            thought="Are shape and dtype those of q, for any number of rows?",
        )
        digits = 1e-6 if q.dtype == torch.float32 else 1e-14
        right = [
            abs(Fraction(entry) - (Fraction(a) - Fraction(c) - Fraction(v)))
            <= digits * (abs(a) + abs(c) + abs(v))
            for row, own, v in zip(
                q.tolist(), found.tolist(), values.tolist(), strict=True
            )
            for a, c, entry in zip(row, costs.tolist(), own, strict=True)
        ]
        checks.true(
            "the advantages, entry by entry",
            all(right),
            thought="Does each entry meet the cost of its column and the value of its "
            "row, in square tables too?",
        )

    rng = np.random.default_rng(45)
    for n, m in (
        (1, 1),
        (1, 4),
        (4, 1),
        (2, 2),
        (5, 5),
        (3, 7),
        (7, 3),
        (90, 4),
        (0, 3),
    ):
        for scale in (1.0, 1e-7, 1e7):
            q = torch.tensor(rng.normal(scale=scale, size=(n, m)))
            costs = torch.tensor(rng.normal(scale=scale, size=m))
            values = torch.tensor(rng.normal(scale=scale, size=n))
            compare(q, costs, values)
            compare(q.float(), costs.float(), values.float())
            compare(q, torch.zeros_like(costs), values)
            compare(q, costs, torch.zeros_like(values))
    wide = torch.tensor(rng.normal(size=(6, 8)))
    compare(wide.T, wide[:, 3], wide[2])
    compare(wide[::2, ::2], wide[0, 1::2], wide[1::2, 5])
    costs, values = wide[1].clone(), wide[:, 1].clone()
    compare(wide, costs, values)
    for given in (wide, costs, values):  # the caller's numbers are others now
        given *= -2
    compare(wide, costs, values)
    for c, v in ((costs, values), (costs * 0, values * 0)):
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(advantages, wide, c, v),
            thought="Is it a new tensor, also where there is nothing to take off?",
        )
    compare(torch.zeros(1, 1).expand(4, 3), torch.ones(1).expand(3), torch.arange(4.0))
    for n, m, n_costs, n_values in (
        (4, 6, 4, 4),
        (4, 6, 6, 6),
        (4, 6, 1, 4),
        (4, 6, 6, 1),
        (4, 6, 0, 4),
        (4, 6, 6, 0),
        (5, 5, 1, 5),
        (5, 5, 5, 4),
        (1, 3, 3, 2),
        (3, 1, 3, 3),
        (0, 3, 3, 1),
        (0, 3, 1, 0),
        (11, 12, 12, 13),
        (4, 6, 4, 6),
        (4, 6, 8, 3),
        (5, 5, 4, 6),
    ):
        q = torch.zeros(n, m)
        costs, values = torch.zeros(n_costs), torch.zeros(n_values)
        thought = (
            "Is every wrong length refused, also where PyTorch would stretch it, and "
            "does the message hold what came and what was expected?"
        )
        with checks.unchanged(q=q, action_costs=costs, state_values=values):
            text = checks.raises(
                ValueError,
                lambda q=q, costs=costs, values=values: advantages(q, costs, values),
                thought=thought,
            )
        told = {int(number) for number in re.findall(r"\d+", text)}
        wrong = [pair for pair in ((n_costs, m), (n_values, n)) if len(set(pair)) == 2]
        checks.true(
            "the message of the error",
            any(told.issuperset(pair) for pair in wrong),
            thought=thought,
        )
    check_stretched(advantages)


# %% [markdown]
# **Predict**: an agent takes, in each state, the action of the largest value. Which of the two vectors can change its mind, the costs, the
# values of states, or both? A thousand random tables of five states and three actions tell.


# %% tags=["demo"]
def show_changes_of_mind(seed: int) -> None:
    """Count the tables in which a best action changes, by each of the vectors."""
    generator = torch.Generator().manual_seed(seed)
    n_changed = {"costs": 0, "values of states": 0}
    for _ in range(1000):
        q = torch.randn(5, 3, generator=generator, dtype=torch.float64)
        costs = torch.randn(3, generator=generator, dtype=torch.float64)
        values = torch.randn(5, generator=generator, dtype=torch.float64)
        for name, c, v in (
            ("costs", costs, torch.zeros_like(values)),
            ("values of states", torch.zeros_like(costs), values),
        ):
            best = advantages(q, c, v).argmax(dim=1)
            n_changed[name] += int((best != q.argmax(dim=1)).any())
    for name, number in n_changed.items():
        print(f"{name:16} change a best action in {number:4} of 1000 tables")
    assert n_changed["values of states"] == 0 and n_changed["costs"] > 500


with checks.demonstration():
    show_changes_of_mind(seed=4)

# %% [markdown]
# The costs only. A number that is taken off a whole row moves all actions of that state alike, so that the best one stays the best; one that
# is taken off a column makes that action worse than its neighbours. Part 5.4 (Double and Dueling DQN) builds a network on this: it learns
# the value of a state and the advantages apart.

# %% [markdown]
# ## Summary and outlook
#
# - A matrix has rows and columns, in this order, and what they mean is up to you: steps and features, states and actions, from and to.
# - `zeros`, `full` and `eye` make matrices; counts are `int64`. In a transition matrix each row sums to 1. Columns need not.
# - A transpose reads the same strip of memory with exchanged strides. `reshape` to the same shape is something else: in a table of 20 by 58
#   only 20 of 1160 entries are in their places, the first and the last among them.
# - `+` and `*` work entry by entry, and stretch axes of length 1. When shapes have to be equal, check them. Two workers pooled in this way
#   knew what one would know who had seen everything.
# - A vector of shape `(m,)` acts on each row, one of shape `(n, 1)` on each column. Mixed up, that is an error, unless the table is
#   square or a length is 1. What is taken off a whole row never changed a best action, in 1000 tables.
#
# **Next**: Part 1.5 has the rules of stretching in full, and measures what they save. Part 1.6 multiplies matrices.
#
# **Further reading**: section 2.4 of Strang for the rules, section 2.7 for transposes. PyTorch's page "Tensor Views" lists which operations
# share their numbers with the original.
