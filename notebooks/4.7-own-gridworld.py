# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.7: Mini-project: an agent for a gridworld of your own"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# Up to now you lived in other people's worlds: a cliff, a lake, a taxi's town. Now you build one, from the physics to the picture, and
# then an agent that finds its way in it. At the end you change what the world pays, say beforehand what the agent will do, and see
# whether you were right. To know what a reward *really* asks for: of all the skills of this module, this is the one that you will miss
# most if you lack it.
#
# **You will be able to**
#
# - turn an idea into a Gymnasium environment that passes the official checker, with walls, slippery ground and a picture of its own,
# - write its physics as a transition table, so that exact dynamic programming can judge the learner,
# - train a table to within 1 % of the exact optimum, in a world in which luck plays a part,
# - show how a policy changes while it is learned,
# - predict how a policy follows its rewards.
#
# **Builds on** Markov decision processes (Part 4.2), Q-learning (Part 4.4) and the Bellman equations (Part 4.6).
#
# **Time** about 25 minutes to read, 235 to work. It is a project.
#
# **Sources** R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 2.5, 3.2 and 6.5; S. Russell
# and P. Norvig, *Artificial Intelligence: A Modern Approach*, 4th edition, 2020, section 17.1 (where a small world shows what the reward
# of a step does to the policy); A. Ng, D. Harada and S. Russell, *Policy invariance under reward transformations*, 1999.

# %%
import itertools
import math
import warnings
from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from gymnasium.wrappers import TimeLimit
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import gridworlds, tables
from rlcourse.environments.gridworlds import Rewards
from rlcourse.figures import animations, controls, live, plots

device = devices.choose()  # tables live on the CPU
n_seeds = budgets.pick(short=4, long=20)
plots.use_style()

# %% [markdown]
# ## 1. A world in five letters
#
# A world is drawn as a list of strings, one for each row, all of one length:
#
# | letter | what it is |
# |---|---|
# | `#` | a wall: nobody gets in |
# | `.` | floor |
# | `S` | the start: floor as well, exactly one |
# | `G` | a goal: the episode ends with a good reward, at least one |
# | `P` | a pit: the episode ends with a bad one |
#
# The actions are **up (0), right (1), down (2), left (3)**. The ground is slippery: with probability $1 - \textit{slip}$ you move where
# you wanted to, otherwise to one of the two *sides*, each with probability $\textit{slip}/2$, and never backwards. A move against a wall
# or out of the grid leaves you where you are. Each step brings a reward that depends on the cell **in which you end up**:
# `rewards.goal` in a goal, `rewards.pit` in a pit, `rewards.step` on all else (also if you only bumped into a wall).
#
# Cells are numbered row by row from the top left, so the cell in row $r$ and column $c$ of a world with $n$ columns is the state
# $r \cdot n + c$ (walls have numbers, too; nobody is ever in them).
#
# `Rewards` is a small dataclass: `Rewards()` means $-0.1$ for a step, $+10$ for a goal and $-10$ for a pit, and `Rewards(step=-1.0)`
# changes one of them. Here is the smallest world that has everything, as the finished library draws it:

# %% alt="Picture of the smallest world: start, pit, wall, floor and goal as five kinds of tiles." tags=["demo"]
TINY = ["S.P", ".#.", "..G"]


def show_picture(image: NDArray[np.uint8], title: str) -> Figure:
    """Show a picture of a world."""
    figure, axes = plt.subplots(
        figsize=(0.013 * image.shape[1] + 0.4, 0.013 * image.shape[0] + 0.5)
    )
    axes.imshow(image)
    axes.set_axis_off()
    axes.set_title(title)
    return figure


show_picture(gridworlds.picture(TINY, 0, cell=64), "TINY: " + "  ".join(TINY))
plt.show()
print(Rewards())

# %% [markdown]
# ## 2. Exercise 1: your world
#
# *Easy, about 15 minutes, and please enjoy it.* Write `my_layout()`, which returns the layout of **your** world. It can be a castle, a
# swamp, your flat. To be interesting enough for the rest of the project it must
#
# - have 5 to 12 rows and 5 to 12 columns, and only the five letters,
# - have at least 5 walls, at least 1 pit, at least 15 cells of floor (the start is one of them),
# - offer a way to a goal **from every cell of floor**, and need at least 8 steps for the shortest way from the start to the nearest goal
#   (if nothing slips). A way leads over floor; a pit ends it.
#
# *Example.* `["S....", "####.", "....."]` would be a legal beginning, but it has three rows only, no pit and no goal.
#
# <details><summary>Hint</summary>
#
# Draw it on squared paper. A long way round and a short way past a pit make a world in which rewards matter.
#
# </details>


# %%
def steps_to_goal(layout: Sequence[str]) -> dict[tuple[int, int], int]:
    """Return the length of the shortest way to a goal, from each cell that has one."""
    cells = gridworlds.cells_of(layout)
    steps = {(int(row), int(column)): 0 for row, column in np.argwhere(cells == "G")}
    reached = list(steps)
    for row, column in reached:  # grows while it is walked through
        for down, right in plots.CLIFF_ARROWS:
            cell = (row + down, column + right)
            inside = 0 <= cell[0] < cells.shape[0] and 0 <= cell[1] < cells.shape[1]
            if inside and cell not in steps and cells[cell] in (".", "S"):
                steps[cell] = steps[row, column] + 1
                reached.append(cell)
    return {cell: count for cell, count in steps.items() if count > 0}


# %% exercise="my_layout" task=1
def my_layout() -> list[str]:
    """Return the layout of a world of your own design."""
    # BEGIN SOLUTION
    return [
        "###########",
        "#S..#.....#",
        "#.#.#.###.#",
        "#.#...#P..#",
        "#.#####.#.#",
        "#....P....#",
        "###.##.##.#",
        "#P.......G#",
        "###########",
    ]
    # END SOLUTION


# %% test="my_layout" points=1
def test_my_layout() -> None:
    layout = checks.attempt(my_layout)
    checks.true(
        "a list of strings",
        type(layout) is list and {type(row) for row in layout} == {str},
        thought="One string for each row.",
    )
    checks.equal(
        "the lengths of the rows",
        {len(row) for row in layout},
        {len(layout[0])},
        thought="Are all rows equally long?",
    )
    checks.true(
        f"5 to 12 rows and columns: it has {len(layout)} and {len(layout[0])}",
        5 <= len(layout) <= 12 and 5 <= len(layout[0]) <= 12,
        thought="Is the world neither too small nor too large?",
    )
    letters = "".join(layout)
    checks.true(
        "only the five letters",
        set(letters) <= set("#.SGP"),
        thought="Which letters are there in the table above?",
    )
    checks.equal(
        "the number of starts",
        letters.count("S"),
        1,
        thought="Where does the agent begin?",
    )
    checks.true(
        "a goal", letters.count("G") >= 1, thought="Where does the agent want to go?"
    )


# %% hidden="my_layout" points=1
def hidden_my_layout() -> None:
    layout = checks.attempt(my_layout)
    checks.equal(
        "the same world again",
        layout,
        checks.attempt(my_layout),
        thought="Is it the same world each time?",
    )
    try:
        cells, steps = gridworlds.cells_of(layout), steps_to_goal(layout)
    except (ValueError, TypeError):
        cells, steps = np.full((1, 1), "?"), dict[tuple[int, int], int]()
    checks.true("a legal world", cells.size > 1, thought="Does the visible test pass?")
    counts = {letter: int((cells == letter).sum()) for letter in "#.SGP"}
    checks.true(
        "the size",
        5 <= cells.shape[0] <= 12 and 5 <= cells.shape[1] <= 12,
        thought="Has it 5 to 12 rows and columns?",
    )
    checks.true(
        "enough walls and pits",
        counts["#"] >= 5 and counts["P"] >= 1,
        thought="Are there at least 5 walls and a pit?",
    )
    checks.true(
        "enough floor",
        counts["."] + 1 >= 15,
        thought="Are there at least 15 cells of floor?",
    )
    checks.true(
        "no dead ends for good",
        len(steps) == counts["."] + 1,
        thought="Is there a way to a goal from every cell of floor?",
    )
    start = tuple(np.argwhere(cells == "S")[0].tolist())
    checks.true(
        "a long way",
        steps[start] >= 8,
        thought="How many steps is the shortest way from the start?",
    )


# %% alt="Picture of the layout of Exercise 1 with the agent at its start." tags=["demo"]
with checks.demonstration():
    own_layout = my_layout()
    show_picture(
        gridworlds.picture(own_layout, gridworlds.start_of(own_layout), cell=48),
        "My world (drawn by the library)",
    )
    plt.show()

# %% [markdown]
# ## 3. The mathematics, as far as the code needs it
#
# The physics of such a world is one function: the probability $p(s', r \mid s, a)$ to end up in $s'$ with reward $r$ after action $a$ in
# $s$. We write it as a **table**, in the form that Gymnasium's small environments use, too:
#
# `table[state][action]` is a list of `(probability, next_state, reward, terminated)`.
#
# With the table at hand, the best that anybody can do is the solution of Bellman's optimality equation (Part 4.6)
#
# $$q_*(s, a) = \sum_{s', r} p(s', r \mid s, a)\, \bigl[r + \gamma \max_{a'} q_*(s', a')\bigr], \qquad v_*(s) = \max_a q_*(s, a),$$
#
# with the value of terminal states 0. `tabular.value_iteration` solves it. It will be our **judge**. The agent never sees the table; it
# only walks, and learns from each step by Q-learning:
#
# $$Q(S, A) \leftarrow Q(S, A) + \alpha_n \bigl[R + \gamma \max_{a} Q(S', a) - Q(S, A)\bigr].$$
#
# What is new against the taxi of Part 4.4? There the world did what it was told, and $\alpha = 1$ was fine. Here the same action leads
# now here, now there, each target is one sample of many, and with $\alpha = 1$ the table would hold nothing but the *latest* one. The
# right thing is to average. Let $n$ be the number of times that this pair $(S, A)$ has been updated, this time included. With $\alpha_n =
# 1/n$ the estimate is the plain mean of all targets, but the early ones were built on guesses, and it never forgets them. With
#
# $$\alpha_n = \frac{1}{n^{\omega}}, \qquad \tfrac12 < \omega < 1,$$
#
# old targets fade while noise still averages out: these step sizes satisfy both conditions for convergence, $\sum_n \alpha_n =
# \infty$ and $\sum_n \alpha_n^2 < \infty$ (Sutton and Barto, section 2.5).
#
# ```text
# Q-learning with step sizes that fall with the visits    input: γ, ω
# ───────────────────────────────────────────────────────────────────
# 1  Q(s, a) ← 0 and N(s, a) ← 0 for all s, a
# 2  for each episode:
# 3      S ← the start;  ε ← less than in the episode before
# 4      repeat:
# 5          A ← ε-greedy action of Q(S, ·)
# 6          take A; see R and S'
# 7          target ← R + γ max_a Q(S', a), or R if S' is terminal
# 8          N(S, A) ← N(S, A) + 1
# 9          Q(S, A) ← Q(S, A) + N(S, A)^(−ω) (target − Q(S, A))
# 10         S ← S'
# 11     until the episode ends
# ```
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $s$ | state: number of a cell | `row * n_columns + column` | int |
# | $p(s', r \mid s, a)$ | physics | `table[state][action]` | list of tuples |
# | $v_*(s_0)$ | what the judge says of the start | `best_value` | scalar |
# | $Q$ | the agent's estimates | `q[state, action]` | `[n_states, 4]`, float64 |
# | $n$ | visits of a pair | `visits[state, action]` | `[n_states, 4]`, int |
# | $\gamma$ | discount, 0.98 here | `gamma` | scalar |

# %% [markdown]
# ## 4. Exercise 2: the physics
#
# *Medium, about 30 minutes.* Write `transition_table(layout, slip, rewards)`, which returns the table of the world that section 1
# describes: a dictionary of dictionaries, with an entry for every cell and each of the four actions.
#
# - The probabilities of each entry sum to 1. Outcomes that are alike may be listed apart or together, and outcomes of probability 0 may
#   be there or not. However improbable an outcome is, its probability is exact.
# - In walls, goals and pits nobody ever acts. Give each action there a single outcome: `(1.0, state, 0.0, True)`.
#
# *Example.* In `["S.P", ".#.", "..G"]` with `slip=0.2`, action 1 (right) in state 1 (the floor above the wall) leads with probability 0.8
# into the pit, `(0.8, 2, -10.0, True)`; slipping up (out of the grid) or down (into the wall) leaves you where you are, with 0.1 each:
# `(0.1, 1, -0.1, False)` twice, or `(0.2, 1, -0.1, False)` once.
#
# <details><summary>Hint</summary>
#
# The actions go round like a clock, so the two sides of action `a` are `(a + 1) % 4` and `(a - 1) % 4`. The steps of the four are
# `plots.CLIFF_ARROWS`: (row, column) changes, in order. A helper function inside yours, `neighbour(row, column, direction)`, keeps it
# short. Beware of Python's negative indices: `layout[-1]` is the last row.
#
# </details>


# %%
# table[state][action]: a list of (probability, next state, reward, terminated)
Table = dict[int, dict[int, list[tuple[float, int, float, bool]]]]


# %%
def merged(table: Any, state: int, action: int) -> dict[tuple[int, float, bool], float]:
    """Return the probability of each different outcome of one entry of a table.

    The key of an outcome is (next state, reward, terminated). Used by the tests.
    """
    thought = (
        "Is there an entry for each state and action: a list of "
        "(probability, next state, reward, terminated)?"
    )
    try:
        shares: dict[tuple[int, float, bool], float] = {}
        for probability, reached, reward, terminated in table[state][action]:
            key = (int(reached), round(float(reward), 9), bool(terminated))
            shares[key] = shares.get(key, 0.0) + float(probability)
    except (TypeError, ValueError, KeyError, IndexError):
        shares = {}
    checks.true(
        f"an entry for state {state}, action {action}", len(shares) > 0, thought=thought
    )
    return {key: round(share, 9) for key, share in shares.items() if share > 1e-12}


def random_layout(rng: np.random.Generator, n_rows: int, n_columns: int) -> list[str]:
    """Return any world, be it sensible or not. Used by the tests."""
    letters = rng.choice(list("...##PG"), size=n_rows * n_columns)
    letters[0], letters[1] = "S", "G"
    rng.shuffle(letters)
    return ["".join(row) for row in letters.reshape(n_rows, n_columns)]


# %% exercise="transition_table" task=1 forbid="rlcourse.environments.gridworlds rlcourse.agents.tabular rlcourse.environments.tables"
def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> Table:
    """Return the physics of a gridworld.

    Args:
        layout: One string for each row.
        slip: Probability of a move to one of the two sides, in ``[0, 1]``.
        rewards: What a step brings.

    Returns:
        For each state and each of the four actions the outcomes as (probability, next
        state, reward, terminated).
    """
    # BEGIN SOLUTION
    n_rows, n_columns = len(layout), len(layout[0])
    table: Table = {}
    for state in range(n_rows * n_columns):
        row, column = divmod(state, n_columns)
        if layout[row][column] in "#GP":
            table[state] = {action: [(1.0, state, 0.0, True)] for action in range(4)}
            continue
        ends: list[tuple[int, float, bool]] = []  # where a move in each direction leads
        for down, right in plots.CLIFF_ARROWS:
            to_row, to_column = row + down, column + right
            if (
                not (0 <= to_row < n_rows and 0 <= to_column < n_columns)
                or layout[to_row][to_column] == "#"
            ):
                to_row, to_column = row, column
            letter = layout[to_row][to_column]
            pays = {"G": rewards.goal, "P": rewards.pit}.get(letter, rewards.step)
            ends.append((to_row * n_columns + to_column, pays, letter in "GP"))
        turns = ((0, 1 - slip), (1, slip / 2), (-1, slip / 2))
        table[state] = {
            action: [(share, *ends[(action + turn) % 4]) for turn, share in turns]
            for action in range(4)
        }
    return table
    # END SOLUTION


# %% test="transition_table" points=2
def test_transition_table() -> None:
    table = checks.attempt(transition_table, ["S.P", ".#.", "..G"], 0.2, Rewards())
    table = checks.instance(
        "the table", table, dict, thought="A dictionary with an entry for each state."
    )
    checks.equal(
        "the states",
        sorted(table),
        list(range(9)),
        thought="Every cell has a number, walls too.",
    )
    checks.equal(
        "state 1, action right",
        merged(table, 1, 1),
        {(2, -10.0, True): 0.8, (1, -0.1, False): 0.2},
        thought="Into the pit with 0.8; slipping up or down, you stay.",
    )
    checks.equal(
        "state 0, action down",
        merged(table, 0, 2),
        {(3, -0.1, False): 0.8, (1, -0.1, False): 0.1, (0, -0.1, False): 0.1},
        thought="The sides of down are left (out of the grid) and right.",
    )
    checks.equal(
        "state 8 (the goal), action left",
        merged(table, 8, 3),
        {(8, 0.0, True): 1.0},
        thought="Nobody acts in a goal.",
    )


# %% hidden="transition_table" points=3
def hidden_transition_table() -> None:
    rng = np.random.default_rng(471)
    sizes = ((1, 5), (4, 6), (5, 3), (6, 7), (3, 4), (7, 1), (11, 12), (5, 3))
    slips = (0.3, 0.0, 0.25, 1.0, 0.1, 0.5, 1e-6, 1 / 3)
    pays_of = (
        Rewards(step=float(rng.normal()), goal=3.0, pit=-7.0),
        Rewards(step=0.5, goal=-1.0, pit=2.0),
        Rewards(step=-4.0, goal=0.0, pit=-4.0),  # a pit costs what a step does
        Rewards(step=0.0, goal=5.0, pit=0.0),
        Rewards(step=1.0, goal=1.0, pit=-1.0),
        Rewards(step=-0.3, goal=0.0, pit=0.0),
        Rewards(step=-0.12345678, goal=1e9, pit=-1e-6),
        Rewards(),
    )
    worlds: dict[tuple[int, int], Sequence[str]] = {}
    for size, slip, pays in zip(sizes, slips, pays_of, strict=True):
        n_rows, n_columns = size
        if size not in worlds:  # one world comes twice, with other slips and rewards
            layout = random_layout(rng, n_rows, n_columns)
            worlds[size] = tuple(layout) if n_rows == 4 else layout
        world = worlds[size]
        with checks.unchanged(layout=world):
            table = checks.attempt(transition_table, world, slip, pays)
        table = checks.instance(
            "the table", table, dict, thought="Is it a dictionary of dictionaries?"
        )
        checks.equal(
            "the states",
            sorted(table),
            list(range(n_rows * n_columns)),
            thought="Is there an entry for each cell?",
        )
        expected_table = gridworlds.transition_table(world, slip, pays)
        for state in expected_table:
            is_floor = world[state // n_columns][state % n_columns] in ".S"
            checks.equal(
                "the actions",
                sorted(table[state]),
                [0, 1, 2, 3],
                thought="Is there an entry for each of the four actions, and no other?",
            )
            for action in range(4):
                checks.true(
                    "one outcome where nobody acts",
                    is_floor or len(table[state][action]) == 1,
                    thought="In walls, goals and pits: is it a single outcome?",
                )
                checks.close(
                    "the sum of the probabilities",
                    sum(float(outcome[0]) for outcome in table[state][action]),
                    1.0,
                    thought="Do the probabilities of each entry sum to 1?",
                    rtol=1e-9,
                )
                checks.equal(
                    "an entry",
                    merged(table, state, action),
                    merged(expected_table, state, action),
                    thought=(
                        "Walls, edges, sides, the cell in which you end up: "
                        "which of them is not right yet?"
                        if is_floor
                        else "In walls, goals and pits nobody acts: one outcome that "
                        "stays, for 0, and ends?"
                    ),
                )


# %% [markdown]
# ## 5. Exercise 3: the picture
#
# *Medium, about 30 minutes, or as long as you like.* A world that can be *seen* is understood ten times faster, and its bugs are found ten
# times earlier. Write `draw_world(layout, state, cell)`: it returns a picture, a uint8 array of shape `[rows * cell, columns * cell, 3]`
# (red, green, blue, each 0 to 255), in which each cell is a square of `cell` by `cell` pixels. How it looks is your business. But
#
# - walls, floor, pits and goals must look different from each other: any two of them by more than 8 (of 255) on average over the pixels and
#   colours of a cell,
# - the agent must be visible in its cell, in a goal and in a pit too (it changes the cell by more than 3 on average), and must leave **all
#   other cells** as they are,
# - the same world and state give the same picture, in a new array each time: changing a picture that was returned must not change later
#   ones.
#
# All this holds for each of the cells, wherever it lies, and for cells of any size from 16 on.
#
# *Example.* `draw_world(["S.P", ".#.", "..G"], 0, 32)` has the shape `[96, 96, 3]`.
#
# <details><summary>Hint</summary>
#
# `image = np.zeros((rows * cell, columns * cell, 3), dtype=np.uint8)`, and `tile = image[top : top + cell, left : left + cell]` is a
# *view* of one cell: `tile[:] = (200, 30, 30)` paints it. `disc(cell, 0.3)` (given below) is a mask of the pixels in the middle:
# `tile[disc(cell, 0.3)] = (0, 0, 0)` paints a black disc. Several discs, one upon the other, make a target, a face, a flower.
#
# </details>


# %%
def disc(
    cell: int, radius: float, row: float = 0.5, column: float = 0.5
) -> NDArray[np.bool_]:
    """Return the pixels of a cell that lie in a circle, shape ``[cell, cell]``.

    Radius and centre are shares of the cell.
    """
    at = (np.arange(cell) + 0.5) / cell
    return (at[:, None] - row) ** 2 + (at[None, :] - column) ** 2 < radius**2


# %%
def tile_of(image: Any, n_columns: int, state: int, cell: int) -> NDArray[np.float64]:
    """Return the pixels of one cell, as numbers. Used by the tests."""
    row, column = divmod(state, n_columns)
    return np.asarray(image, dtype=np.float64)[
        row * cell : (row + 1) * cell, column * cell : (column + 1) * cell
    ]


def checked_picture(
    image: Any, n_rows: int, n_columns: int, cell: int
) -> NDArray[np.float64]:
    """Check shape and dtype of a picture, and return it as numbers."""
    image = checks.instance(
        "the picture", image, np.ndarray, thought="Is it a NumPy array?"
    )
    checks.equal(
        "its dtype",
        str(image.dtype),
        "uint8",
        thought="Whole numbers of one byte each, as pictures have them.",
    )
    checks.equal(
        "its shape",
        image.shape,
        (n_rows * cell, n_columns * cell, 3),
        thought="Rows, columns, and three colours.",
    )
    return image.astype(np.float64)


# %% exercise="draw_world" task=1 forbid="rlcourse.environments.gridworlds"
def draw_world(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    """Draw a gridworld with the agent in it.

    Args:
        layout: One string for each row.
        state: Number of the cell in which the agent is.
        cell: Height and width of a cell in pixels, at least 16.

    Returns:
        Picture, uint8, shape ``[rows * cell, columns * cell, 3]``.
    """
    # BEGIN SOLUTION
    n_columns = len(layout[0])
    image = np.zeros((len(layout) * cell, n_columns * cell, 3), dtype=np.uint8)
    for number, letter in enumerate("".join(layout)):
        row, column = divmod(number, n_columns)
        top, left = row * cell, column * cell
        tile = image[top : top + cell, left : left + cell]  # [cell, cell, 3], a view
        # A meadow, mown in squares.
        tile[:] = (222, 235, 205) if (row + column) % 2 else (230, 241, 214)
        if letter == "#":  # a hedge with leaves
            tile[:] = (38, 77, 46)
            for x, y in itertools.product((0.17, 0.5, 0.83), repeat=2):
                tile[disc(cell, 0.14, x, y)] = (58, 107, 60)
        elif letter == "P":  # a pond
            tile[disc(cell, 0.46)] = (110, 140, 120)
            tile[disc(cell, 0.40)] = (62, 110, 160)
            tile[disc(cell, 0.28)] = (40, 80, 130)
        elif letter == "G":  # a flower
            for x, y in ((0.25, 0.5), (0.75, 0.5), (0.5, 0.25), (0.5, 0.75)):
                tile[disc(cell, 0.19, x, y)] = (204, 90, 150)
            tile[disc(cell, 0.16)] = (250, 205, 60)
        elif letter == "S":
            tile[disc(cell, 0.42) & ~disc(cell, 0.35)] = (150, 160, 140)
        if number == state:  # a ladybird
            tile[disc(cell, 0.13, 0.24)] = (20, 20, 20)
            tile[disc(cell, 0.29, 0.56)] = (213, 60, 40)
            for x, y in ((0.47, 0.38), (0.47, 0.62), (0.66, 0.40), (0.66, 0.60)):
                tile[disc(cell, 0.065, x, y)] = (20, 20, 20)
    return image
    # END SOLUTION


# %% test="draw_world" points=1
def test_draw_world() -> None:
    image = checked_picture(
        checks.attempt(draw_world, ["S.P", ".#.", "..G"], 0, 32), 3, 3, 32
    )
    kinds = {"floor": 3, "pit": 2, "wall": 4, "goal": 8}
    for one in kinds:
        for other in kinds:
            distance = np.abs(
                tile_of(image, 3, kinds[one], 32) - tile_of(image, 3, kinds[other], 32)
            ).mean()
            checks.true(
                f"{one} and {other} look different",
                bool(one == other or distance > 8),
                thought="Can they be told apart at a glance?",
            )
    moved = checked_picture(
        checks.attempt(draw_world, ["S.P", ".#.", "..G"], 1, 32), 3, 3, 32
    )
    checks.true(
        "the agent is seen at the start",
        bool(np.abs(image - moved)[:32, :32].mean() > 3),
        thought="Where is the agent?",
    )


# %% hidden="draw_world" points=2
def hidden_draw_world() -> None:
    rng = np.random.default_rng(473)
    for n_rows, n_columns, size in ((3, 5, 16), (6, 2, 40), (4, 4, 27), (2, 5, 96)):
        world = [
            *random_layout(rng, n_rows - 1, n_columns),
            ".#GP."[:n_columns].ljust(n_columns, "."),
        ]
        letters = "".join(world)
        kinds = letters.replace("S", ".")
        states = [s for s, letter in enumerate(letters) if letter != "#"]
        with checks.unchanged(layout=world):
            images = {s: checks.attempt(draw_world, world, s, size) for s in states}
        pictures = {
            s: checked_picture(image, n_rows, n_columns, size)
            for s, image in images.items()
        }
        for s, elsewhere in itertools.pairwise([*states, states[0]]):
            there, away = pictures[s], pictures[elsewhere]
            changed = np.abs(
                tile_of(there, n_columns, s, size) - tile_of(away, n_columns, s, size)
            ).mean()
            checks.true(
                "the agent",
                bool(changed > 3),
                thought="Is the agent visible in every kind of cell?",
            )
            rest = np.abs(there - away).sum()
            for cell in (s, elsewhere):
                rest -= np.abs(
                    tile_of(there, n_columns, cell, size)
                    - tile_of(away, n_columns, cell, size)
                ).sum()
            checks.true(
                "the rest",
                bool(rest < 1e-6),
                thought="Do all cells other than the agent's stay as they are?",
            )
        here = pictures[states[0]]
        tiles = [tile_of(here, n_columns, s, size) for s in range(len(letters))]
        checks.true(
            "the kinds",
            all(
                np.abs(tiles[one] - tiles[other]).mean() > 8
                for one, other in itertools.combinations(range(len(letters)), 2)
                if kinds[one] != kinds[other] and states[0] not in (one, other)
            ),
            thought="Do floor, walls, pits and goals differ, in any size and place?",
        )
        turned = world[::-1]
        both = next(s for s in states if "".join(turned)[s] != "#")
        upside_down = checks.attempt(draw_world, turned, both, size)
        checks.true(
            "another world",
            not np.array_equal(upside_down, pictures[both]),
            thought="Is it the world that was given, or one that was drawn before?",
        )
        again = checks.attempt(draw_world, world, states[0], size)
        checks.true(
            "the same again",
            np.array_equal(again, images[states[0]]),
            thought="Does the same world look the same each time?",
        )
        kept = np.array(again)
        checks.attempt(draw_world, world, states[-1], size)
        checks.true(
            "a new array",
            np.array_equal(again, kept),
            thought="Is it a new array each time, or is the last one drawn over?",
        )
        again[:] = 77  # somebody paints over a picture
        checks.true(
            "an array of its own",
            np.array_equal(checks.attempt(draw_world, world, states[0], size), kept),
            thought="Is each picture drawn afresh, or is a kept one handed out again?",
        )
    checked_picture(checks.attempt(draw_world, ["S.G", "#P."], 0), 2, 3, 32)


# %% alt="The same layout, drawn by the picture of Exercise 3." tags=["demo"]
with checks.demonstration():
    show_picture(
        draw_world(own_layout, gridworlds.start_of(own_layout), cell=48),
        "My world, drawn by me",
    )
    plt.show()

# %% [markdown]
# ## 6. Exercise 4: the environment
#
# *Project, about 45 minutes.* Now put it together: `OwnGridworld`, a Gymnasium environment with everything that the rest of the world
# expects of one.
#
# - `OwnGridworld(layout, slip=0.2, rewards=Rewards(), render_mode=None)`. A `slip` outside of $[0, 1]$ is a `ValueError` that says what
#   came.
# - `metadata` says which render modes there are (`"rgb_array"`), and a pleasant number of frames per second.
# - `observation_space` is `Discrete(number of cells)`, `action_space` is `Discrete(4)`.
# - `reset(seed=..., options=...)` begins at `S`, and returns the state and an `info` dictionary. Call `super().reset(seed=seed)`: it seeds
#   `self.np_random`, the generator that **all** your randomness must come from.
# - `step(action)` draws an outcome and returns `(state, reward, terminated, truncated, info)`. A world has no step limit of its own, so
#   `truncated` is always `False`; whoever wants one, wraps the world in `TimeLimit`.
# - `render()` returns the picture (its cells as large as you like) if `render_mode` is `"rgb_array"`, and `None` without a render mode.
# - Two attributes for the judge, as Gymnasium's own small worlds have them: `P`, the transition table, and `initial_state_distrib`, the
#   probability of each state to be the first one (a float64 array with one number for each state, 1 at the start and 0 elsewhere).
#
# Two worlds that stand side by side know nothing of each other. What happens at other render modes, or at a step after the end of an
# episode, is up to you: nobody asks for either.
#
# Build on your `transition_table` and `draw_world`. If one of them does not work yet, `gridworlds.transition_table` and
# `gridworlds.picture` are finished ones with the same arguments; to use them costs no points here.
#
# *Example.* With `env = OwnGridworld(["S.P", ".#.", "..G"], slip=0.0)`, `env.reset(seed=0)` gives `(0, {})`, `env.step(2)` gives `(3,
# -0.1, False, False, {})`, and `env.step(1)` after that the same once more: there is a wall.
#
# <details><summary>Hint</summary>
#
# `self.np_random.choice(len(outcomes), p=[outcome[0] for outcome in outcomes])` draws the number of an outcome. The checker insists on
# plain types: `int(...)` for the state, `float(...)` for the reward, `bool(...)` for the flags.
#
# </details>


# %%
def inspect_env(env: gym.Env[Any, Any]) -> None:
    """Let Gymnasium's checker look at an environment.

    It raises an error where something is wrong; its remarks are left out here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_env(env)


def surprise(env: gym.Env[Any, Any], table: Any, n_steps: int, seed: int) -> float:
    """Walk at random, and return how far what happened is from a table.

    The measure is Pearson's chi-squared over all states and actions, in standard
    deviations; infinity for what cannot happen. Used by the tests.
    """
    actions = np.random.default_rng(seed).integers(4, size=n_steps).tolist()
    counts: dict[tuple[int, int], dict[tuple[int, float, bool], int]] = {}
    for episode in checks.walk(env, actions, seed=seed):
        if episode.truncated:  # a world has no step limit
            return math.inf
        states = [int(observation) for observation in episode.observations]
        for k, (action, reward) in enumerate(
            zip(episode.actions, episode.rewards, strict=True)
        ):
            ends = episode.terminated and k == len(episode.actions) - 1
            outcome = (states[k + 1], round(reward, 9), ends)
            pair = counts.setdefault((states[k], action), {})
            pair[outcome] = pair.get(outcome, 0) + 1
    total, freedom = 0.0, 0
    for (state, action), found in counts.items():
        expected, n = merged(table, state, action), sum(found.values())
        if not set(found) <= set(expected):
            return math.inf
        total += sum(
            (found.get(outcome, 0) - n * share) ** 2 / (n * share)
            for outcome, share in expected.items()
        )
        freedom += len(expected) - 1
    return (total - freedom) / math.sqrt(2 * max(freedom, 1))


# %% exercise="OwnGridworld" task=1
class OwnGridworld(gym.Env[Any, Any]):
    """A slippery gridworld."""

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"], "render_fps": 5}

    def __init__(
        self,
        layout: Sequence[str],
        slip: float = 0.2,
        rewards: Rewards = Rewards(),
        render_mode: str | None = None,
    ) -> None:
        """Build the world.

        Args:
            layout: One string for each row.
            slip: Probability of a move to one of the two sides.
            rewards: What a step brings.
            render_mode: ``"rgb_array"`` or None.

        Raises:
            ValueError: ``slip`` is not in ``[0, 1]``; the text says what came.
        """
        # BEGIN SOLUTION
        if not 0.0 <= slip <= 1.0:
            raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
        self.layout, self.render_mode = list(layout), render_mode
        self.P = transition_table(layout, slip, rewards)
        self.observation_space = spaces.Discrete(len(self.P))
        self.action_space = spaces.Discrete(4)
        self.s = self.start = "".join(layout).index("S")
        self.initial_state_distrib = np.zeros(len(self.P))
        self.initial_state_distrib[self.start] = 1.0
        # END SOLUTION

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Begin an episode at the start."""
        # BEGIN SOLUTION
        super().reset(seed=seed, options=options)
        self.s = self.start
        return self.s, {}
        # END SOLUTION

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Take a step on slippery ground."""
        # BEGIN SOLUTION
        outcomes = self.P[self.s][int(action)]
        draw, number = float(self.np_random.random()), 0
        while number < len(outcomes) - 1 and draw >= outcomes[number][0]:
            draw, number = draw - outcomes[number][0], number + 1
        _, self.s, reward, terminated = outcomes[number]
        return self.s, float(reward), bool(terminated), False, {}
        # END SOLUTION

    def render(self) -> Any:
        """Return a picture of the world, or None without a render mode."""
        # BEGIN SOLUTION
        drawn = self.render_mode == "rgb_array"
        return draw_world(self.layout, self.s) if drawn else None
        # END SOLUTION


# %% test="OwnGridworld" points=2
def test_OwnGridworld() -> None:
    env = checks.attempt(OwnGridworld, ["S.P", ".#.", "..G"], slip=0.0)
    begun: Any = checks.attempt(env.reset, seed=0)
    pair = type(begun) is tuple and len(begun) == 2 and type(begun[1]) is dict
    checks.true(
        "reset returns two things",
        pair,
        thought="The start's number, and a dictionary.",
    )
    checks.equal("the start", begun[0], 0, thought="Which number has the cell of S?")
    checks.equal(
        "a step down",
        checks.attempt(env.step, 2)[:4],
        (3, -0.1, False, False),
        thought="From state 0 to state 3.",
    )
    checks.equal(
        "a step right, into the wall",
        checks.attempt(env.step, 1)[:4],
        (3, -0.1, False, False),
        thought="Is a wall a wall?",
    )
    checks.equal(
        "down and right",
        [checks.attempt(env.step, a)[0] for a in (2, 1)],
        [6, 7],
        thought="Where does each step begin?",
    )
    checks.equal(
        "into the goal",
        checks.attempt(env.step, 1)[:4],
        (8, 10.0, True, False),
        thought="What does a goal bring?",
    )
    checks.attempt(
        inspect_env, OwnGridworld(["S.P", ".#.", "..G"], render_mode="rgb_array")
    )
    checks.raises(
        ValueError,
        lambda: OwnGridworld(["S.P", ".#.", "..G"], slip=1.5),
        thought="Which probabilities make sense? And does the message say what came?",
        mentions="1.5",
    )


# %% hidden="OwnGridworld" points=4
def hidden_OwnGridworld() -> None:
    for world, slip, pays in (
        (["S.P", ".#.", "..G"], 0.3, Rewards()),
        (["P..G", ".#..", "..S.", "#..."], 0.6, Rewards(step=-2.0, goal=5.0, pit=1.0)),
        (["..", "S.", "#G"], 1.0, Rewards(step=0.25)),
        (["SP.", "..G"], 0.4, Rewards(step=-1.0, goal=0.0, pit=-1.0)),
        (["S..G"], 0.0, Rewards()),
        (["S.#G", "..#."], 0.3, Rewards(step=0.5)),  # a life without end
    ):
        physics = gridworlds.transition_table(world, slip, pays)
        env = checks.attempt(OwnGridworld, world, slip=slip, rewards=pays)
        expected_model = tables.model_of(gridworlds.environment(world, slip, pays))
        checks.equal(
            "the sizes",
            tables.sizes(env),
            (len(physics), 4),
            thought="Are both spaces Discrete, with the right numbers?",
        )
        checks.equal(
            "the first states",
            {int(one.observations[0]) for one in checks.walk(env, [0, 1] * 40, seed=3)},
            {"".join(world).index("S")},
            thought="Does every episode begin at S?",
        )
        checks.true(
            "what happens",
            surprise(env, physics, 4000, 5) < 6.0,
            thought=(
                "Walls, sides, probabilities, rewards, start, and no step limit: "
                "is all as described?"
            ),
        )
        table = getattr(env, "P", None)
        for state in physics:
            for action in range(4):
                checks.equal(
                    "P",
                    merged(table, state, action),
                    merged(physics, state, action),
                    thought="Is P the whole transition table?",
                )
        first = checks.array(
            "the first state",
            getattr(env, "initial_state_distrib", None),
            shape=(len(physics),),
            dtype=np.float64,
            thought="Is initial_state_distrib a float64 array, one number a state?",
        )
        checks.close(
            "the first state",
            first,
            expected_model.start,
            thought="Is initial_state_distrib 1 at the start, and 0 elsewhere?",
        )
    env, other = (
        checks.attempt(
            OwnGridworld, ["...P", ".S..", "...G"], slip=0.5, render_mode="rgb_array"
        )
        for _ in range(2)
    )
    moves = [step % 4 for step in range(30)]

    def walked(world: gym.Env[Any, Any], seed: int) -> list[list[Any]]:
        return [one.observations for one in checks.walk(world, moves, seed=seed)]

    checks.draws_only_from_its_generator(
        lambda rng: walked(env, int(rng.integers(2**31))),
        thought="Does all randomness come from self.np_random, seeded by reset?",
    )
    checks.equal(
        "one seed, one walk",
        walked(other, 5),
        walked(env, 5),
        thought="Does all randomness come from self.np_random, seeded by reset?",
    )
    checks.attempt(env.reset, seed=1)
    with checks.changed(
        thought="Does a step on slippery ground draw from self.np_random?",
        np_random=env.np_random,
    ):
        checks.attempt(env.step, 0)
    # Episodes without a seed go on with the same generator: they differ.
    unseeded = [one.observations for one in checks.walk(env, [1] * 100, seed=1)[1:-1]]
    checks.true(
        "episodes after the first",
        any(walk != unseeded[0] for walk in unseeded),
        thought="Does a reset without a seed leave the generator as it is?",
    )
    # Side by side: one walks, the other stays at its start.
    walker, sitter = (
        checks.attempt(OwnGridworld, ["S..G"], slip=0.0) for _ in range(2)
    )
    for world in (walker, sitter):
        checks.attempt(world.reset, seed=0)
    ways = [checks.attempt(world.step, 1)[0] for world in (walker, walker, sitter)]
    checks.equal(
        "two worlds side by side",
        ways,
        [1, 2, 1],
        thought="Does each world keep its own state?",
    )
    env = other
    first_state = int(checks.attempt(env.reset, seed=0)[0])
    checked_picture(checks.attempt(env.render), 3, 4, len(env.render()) // 3)
    views: dict[int, NDArray[np.uint8]] = {}
    over = False
    for move in (None, *(0, 1, 2, 3) * 6):
        state = first_state
        if move is None:
            checks.attempt(env.reset, seed=3)
        elif over:  # the last view was that of the goal or the pit
            break
        else:
            state, _, over, _, _ = checks.attempt(env.step, move)
        view = np.array(checks.attempt(env.render))
        checks.true(
            "one state, one picture",
            np.array_equal(views.setdefault(int(state), view), view),
            thought="Does render show the state?",
        )
    different = [
        not np.array_equal(one, other)
        for one, other in itertools.combinations(views.values(), 2)
    ]
    checks.true(
        "other states, other pictures",
        len(views) > 1 and all(different),
        thought="Does render show where the agent is now?",
    )
    checks.equal(
        "no render mode",
        checks.attempt(OwnGridworld(["S.G"]).render),
        None,
        thought="What is returned without a render mode?",
    )
    checks.true(
        "the modes",
        "rgb_array" in OwnGridworld.metadata.get("render_modes", [])
        and OwnGridworld.metadata.get("render_fps", 0) > 0,
        thought="What does metadata say of render modes, and of frames a second?",
    )
    for slip in (-0.125, 1.0625, -1e-9):
        checks.raises(
            ValueError,
            lambda slip=slip: OwnGridworld(["S.G"], slip=slip),
            thought="Which slips make no sense? Does the message say which came?",
            mentions=str(slip),
        )
    for mode in (None, "rgb_array"):
        checks.attempt(
            inspect_env,
            checks.attempt(OwnGridworld, ["...P", ".S..", "...G"], render_mode=mode),
        )


# %% [markdown]
# Here it is, with somebody in it who stumbles about without any plan:


# %%
def make_world(
    rewards: Rewards = Rewards(), render_mode: str | None = None
) -> gym.Env[Any, Any]:
    """Return your world with a limit of 200 steps."""
    return TimeLimit(
        OwnGridworld(my_layout(), slip=0.2, rewards=rewards, render_mode=render_mode),
        max_episode_steps=200,
    )


def random_walk(n_steps: int, seed: int) -> list[NDArray[np.uint8]]:
    """Return pictures of a random walk."""
    env, rng = make_world(render_mode="rgb_array"), np.random.default_rng(seed)
    env.reset(seed=seed)
    frames, ended = [np.asarray(env.render())], False
    while not ended and len(frames) <= n_steps:
        _, _, terminated, truncated, _ = env.step(int(rng.integers(4)))
        frames.append(np.asarray(env.render()))
        ended = terminated or truncated
    return frames


# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    inspect_env(OwnGridworld(my_layout(), render_mode="rgb_array"))
    print("Gymnasium's checker has no complaints.")

# %% alt="Film of 24 random steps in the own world: the agent stays near the start." tags=["demo"]
with checks.demonstration():
    animations.show(animations.from_frames(random_walk(24, seed=0)))

# %% [markdown]
# ## 7. Exercise 5: the agent
#
# *Project, about 45 minutes.* Write `train(env, snapshots_at, gamma, rng)`: Q-learning with a table that starts at zero. It trains for
# `snapshots_at[-1]` episodes and returns **copies of the table** as it was after each of the numbers of episodes in `snapshots_at`, stacked
# into one array. Exploration and step sizes are yours to choose; section 3 tells which step sizes suit a slippery world.
#
# - The numbers in `snapshots_at` rise. The first may be 0: then the first copy is the untouched table. The last is at least 1.
# - What was never tried keeps its zero.
# - Only `terminated` cuts the target; a time limit does not.
# - All of your randomness comes from `rng`, the environment's too: `env.reset(seed=int(rng.integers(2**31)))` in the first episode,
#   `env.reset()` in the others.
# - `sizes_of(env)` (given below) returns the numbers of states and actions.
#
# *Example.* `train(env, [0, 10, 500], gamma=0.98, rng=np.random.default_rng(0))` trains for 500 episodes and returns an array of shape
# `[3, n_states, 4]`, whose first table is all zero.
#
# **How it is graded.** In slippery worlds of 9 to 16 cells, after 600 episodes: the greedy policy of your last table must be worth 99 %
# of what dynamic programming says is possible (its exact value is computed, nothing is left to luck), and your own estimate of the start's
# value must be within 6 %. And where luck decides, values must be averages: for forty tosses of a coin that pays 1 or $-1$, each tried about two
# hundred times, the typical (root mean square) error of the table must be at most 0.27.
#
# <details><summary>Hint</summary>
#
# An $\varepsilon$ that falls linearly from 0.6 (or more, if your world has many ways) to 0.05, and $\alpha_n = n^{-0.6}$, do well. Count
# visits in an array of the shape of $Q$. And why copies? Because a list that holds the same array five times shows the last table five
# times.
#
# </details>


# %%
def sizes_of(env: gym.Env[Any, Any]) -> tuple[int, int]:
    """Return the numbers of states and of actions."""
    return tables.sizes(env)


# %%
def judged(
    world: Sequence[str],
    slip: float,
    rewards: Rewards,
    q: NDArray[np.float64],
    gamma: float,
) -> tuple[float, float, float]:
    """Hold a table against the exact solution of a world.

    Returns:
        The exact value of the start under the greedy policy of ``q``, what ``q`` itself
        says of it, and the best possible value.
    """
    model = tables.model_of(gridworlds.environment(world, slip, rewards))
    start = gridworlds.start_of(world)
    best_value = float(tabular.value_iteration(model, gamma)[start].max())
    policy = tabular.epsilon_greedy_policy(q)
    greedy_value = float(tabular.policy_evaluation(model, policy, gamma)[start])
    return greedy_value, float(q[start].max()), best_value


def checked_tables(snapshots: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Check that these are finite tables of a shape, and return them."""
    array = checks.array(
        "the tables",
        snapshots,
        shape=shape,
        dtype=np.float64,
        thought="One table for each number in snapshots_at, stacked into one array.",
    )
    checks.true(
        "all values are finite",
        bool(np.isfinite(array).all()),
        thought="Is the step size small enough?",
    )
    return array


# %% exercise="train" task=2 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def train(
    env: gym.Env[Any, Any],
    snapshots_at: Sequence[int],
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Train a table by Q-learning, and keep copies of it on the way.

    Args:
        env: An environment with discrete spaces, whose episodes end.
        snapshots_at: Numbers of episodes after which to copy the table, each larger
            than the one before; the last one is the number of episodes to train.
        gamma: Discount, in ``[0, 1]``.
        rng: Where all randomness comes from, the environment's seed too.

    Returns:
        Tables, float64, shape ``[len(snapshots_at), n_states, n_actions]``.
    """
    # BEGIN SOLUTION
    n_states, n_actions = sizes_of(env)
    q, visits = np.zeros((n_states, n_actions)), np.zeros((n_states, n_actions))
    snapshots = [q.copy()] if snapshots_at[0] == 0 else []
    epsilons = np.linspace(0.6, 0.05, snapshots_at[-1])
    for episode, epsilon in enumerate(epsilons.tolist(), start=1):
        seed = int(rng.integers(2**31)) if episode == 1 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            explores = rng.random() < epsilon
            action = int(rng.integers(n_actions) if explores else q[state].argmax())
            observation, reward, terminated, truncated, _ = env.step(action)
            future = 0.0 if terminated else gamma * float(q[int(observation)].max())
            visits[state, action] += 1
            step_size = visits[state, action] ** -0.6
            q[state, action] += step_size * (float(reward) + future - q[state, action])
            state, ended = int(observation), terminated or truncated
        if episode in snapshots_at:
            snapshots.append(q.copy())
    return np.stack(snapshots)
    # END SOLUTION


# %% test="train" points=2
def test_train() -> None:
    world = ["S..", "##.", "G.."]
    env = checks.recorded(gridworlds.environment(world, 0.2, Rewards()))
    learned = checked_tables(
        checks.attempt(
            train, env, [0, 10, 600], gamma=0.98, rng=np.random.default_rng(0)
        ),
        (3, 9, 4),
    )
    checks.equal(
        "the number of episodes",
        len(env.finished),
        600,
        thought="Train for snapshots_at[-1] episodes.",
    )
    checks.true(
        "a seed in the first episode, and in no other",
        isinstance(env.seeds[0], int) and set(env.seeds[1:]) == {None},
        thought="What would an environment do that is seeded anew in each episode?",
    )
    checks.true(
        "the first table is all zero",
        not learned[0].any(),
        thought="After 0 episodes nothing is learned. Is it a copy?",
    )
    value, estimate, best = judged(world, 0.2, Rewards(), learned[-1], 0.98)
    print(
        f"greedy policy {value:.2f}, own estimate {estimate:.2f}, best possible "
        f"{best:.2f}"
    )
    checks.true(
        "a greedy policy worth 99 % of the best",
        value >= 0.99 * best,
        thought="Does it explore enough, and average over luck?",
    )
    checks.true(
        "an estimate within 6 %",
        abs(estimate - best) < 0.06 * best,
        thought="Do the step sizes shrink, neither too fast nor too slowly?",
    )


# %% hidden="train" points=4
def hidden_train() -> None:
    for world, slip, seed in (
        (["G..", ".#.", "P.S"], 0.3, 21),
        (["#S.P", "....", ".##.", ".G#P"], 0.2, 22),
    ):
        n_states = len(world) * len(world[0])
        env = checks.recorded(gridworlds.environment(world, slip, Rewards()))
        numbers: Sequence[int] = [5, 600] if seed == 21 else (5, 600)
        rng = np.random.default_rng(seed)
        with checks.unchanged(snapshots_at=numbers):
            learned = checks.attempt(train, env, numbers, gamma=0.95, rng=rng)
        learned = checked_tables(learned, (2, n_states, 4))
        nowhere = [letter in "#GP" for letter in "".join(world)]
        checks.true(
            "where nobody acts",
            not learned[:, nowhere].any(),
            thought="Does the table start at zero, and stay so where nothing is tried?",
        )
        checks.equal(
            "the number of episodes",
            len(env.finished),
            600,
            thought="Are exactly snapshots_at[-1] episodes played?",
        )
        checks.true(
            "the seeds",
            isinstance(env.seeds[0], int)
            and set(env.seeds[1:]) == {None}
            and len(env.seeds) == 600,
            thought="A seed drawn from rng in the first reset, and none in the others?",
        )
        checks.true(
            "steps after an end",
            all(episode.n_steps_after_end == 0 for episode in env.episodes),
            thought="Is the environment reset after each end?",
        )
        checks.true(
            "two different tables",
            not np.allclose(learned[0], learned[1]),
            thought="Are the snapshots copies, taken at their time?",
        )
        value, estimate, best = judged(world, slip, Rewards(), learned[-1], 0.95)
        checks.true(
            "the greedy policy",
            value >= 0.99 * best,
            thought="Does it explore enough, and average over luck? Is gamma used?",
        )
        checks.true(
            "the estimate",
            abs(estimate - best) < 0.06 * best,
            thought="Do the step sizes let early guesses fade and noise average out?",
        )
    treadmill = tables.TableEnvironment({0: {0: [(1.0, 0, 1.0, False)]}}, step_limit=5)
    learned = checked_tables(
        checks.attempt(
            train, treadmill, [400], gamma=0.9, rng=np.random.default_rng(23)
        ),
        (1, 1, 1),
    )
    checks.true(
        "beyond a time limit",
        bool(learned[0, 0, 0] > 4.3),
        thought="Is a time limit the end of the story, or only of our patience?",
    )
    ladder = tables.TableEnvironment(
        {0: {0: [(1.0, 1, 0.0, False)]}, 1: {0: [(1.0, 1, 2.0, True)]}}, step_limit=5
    )
    learned = checked_tables(
        checks.attempt(
            train, ladder, [0, 1, 2, 300], gamma=0.5, rng=np.random.default_rng(24)
        ),
        (4, 2, 1),
    )
    checks.close(
        "before the first episode",
        learned[0],
        np.zeros((2, 1)),
        thought="Is the first table the untouched one?",
    )
    checks.true(
        "the first episode",
        bool(learned[1, 0, 0] == 0 and learned[1, 1, 0] > 0),
        thought="Is the snapshot taken right after the episode?",
    )
    checks.true(
        "the second episode",
        bool(learned[2, 0, 0] > 0),
        thought="Is the snapshot taken right after the episode?",
    )
    checks.close(
        "in the end",
        learned[3, :, 0],
        [1.0, 2.0],
        rtol=0.1,
        thought="Is gamma used, and does a terminal state bootstrap no more?",
    )
    toss = [(0.5, 40, 1.0, True), (0.5, 40, -1.0, True)]
    coins = tables.TableEnvironment(
        {s: {0: toss} for s in range(41)}, np.array([1 / 40] * 40 + [0.0])
    )
    learned = checked_tables(
        checks.attempt(train, coins, [8000], gamma=0.9, rng=np.random.default_rng(25)),
        (1, 41, 1),
    )
    checks.true(
        "the values of tosses of a coin",
        float(np.square(learned[0, :40]).mean()) <= 0.27**2,
        thought="How much does the latest toss weigh against the hundreds before it?",
    )
    slippery = ["S..", "..P", "..G"]

    def short_run(rng: np.random.Generator) -> tuple[Any, Any]:
        env = checks.recorded(gridworlds.environment(slippery, 0.3, Rewards()))
        learned = checks.attempt(train, env, [8], gamma=0.9, rng=rng)
        walks = [(one.seed, one.actions, one.observations) for one in env.episodes]
        return checks.to_array(learned), walks

    first_seeds: set[int | None] = set()
    for seed in range(5):
        env = checks.recorded(gridworlds.environment(slippery, 0.3, Rewards()))
        checks.attempt(train, env, [1], gamma=0.9, rng=np.random.default_rng(seed))
        first_seeds.add(env.seeds[0])
    checks.equal(
        "how many different seeds",
        len(first_seeds),
        5,
        thought="Is the environment's seed drawn from rng, below 2**31?",
    )
    checks.makes_no_generator(
        train, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        short_run,
        thought="Does all randomness come from rng, the environment's seed too?",
    )
    given = [0, 1, 2], 0.9, np.random.default_rng(1)
    env = gridworlds.environment(["S.G"], 0.2, Rewards())
    checks.true(
        "the result is new",
        checks.returns_new_tensors(train, env, *given),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# **Your agent in your world.** Two worlds, in fact: a small garden, which is the same for everybody, and yours. Each with several seeds,
# held against the judge. Training takes some seconds for each. If your world is large or mean, your agent may need more episodes than mine
# there: then the printout says so, and the notebook goes on.

# %% tags=["demo"]
GAMMA = 0.98
SNAPSHOTS_AT = [0, 20, 100, 400, 2500]
GARDEN = ["S...#..", ".##...G", ".P..#.."]


def train_in(layout: Sequence[str], description: str) -> NDArray[np.float64]:
    """Train one agent for each seed in a world, with a limit of 200 steps.

    Returns:
        Tables, shape ``[n_seeds, n_snapshots, n_states, 4]``.
    """
    env = TimeLimit(OwnGridworld(layout, slip=0.2), max_episode_steps=200)
    return np.stack(
        [
            train(env, SNAPSHOTS_AT, GAMMA, np.random.default_rng(seed))
            for seed in live.progress(range(n_seeds), description=description)
        ]
    )


def verdicts_on(
    layout: Sequence[str], runs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Judge each table: shape ``[n_seeds, n_snapshots, 3]``, see ``judged``."""
    return np.array(
        [[judged(layout, 0.2, Rewards(), q, GAMMA) for q in run] for run in runs]
    )


def print_verdicts(name: str, verdicts: NDArray[np.float64]) -> None:
    """Print how good the last tables are, seed by seed."""
    for seed, (value, estimate, best) in enumerate(verdicts[:, -1].tolist()):
        enough = "" if value >= 0.99 * best else "  <- more episodes?"
        print(
            f"{name}, seed {seed}: greedy policy {value:.3f}, own estimate "
            f"{estimate:.3f}, dynamic programming {best:.3f}{enough}"
        )


with checks.demonstration():
    garden_runs = train_in(GARDEN, "the garden")
    garden_verdicts = verdicts_on(GARDEN, garden_runs)
    print_verdicts("garden", garden_verdicts)
    garden_value, garden_estimate, garden_best = garden_verdicts[:, -1].T
    assert (garden_value >= 0.99 * garden_best).all()
    garden_error = garden_estimate.mean() / garden_best[0] - 1
    print(f"mean estimate of the start: {garden_error:+.2%} from the exact value")
    assert abs(garden_error) < 0.02

# %% tags=["demo"]
with checks.demonstration():
    own_runs = train_in(own_layout, "your world")
    print_verdicts("your world", verdicts_on(own_layout, own_runs))

# %% [markdown]
# Two different things are close to the optimum here. The *policy*, judged exactly, is as good as it can be. And the *numbers* in the
# table, which were averaged from nothing but stumbling about, agree with what the equations say. Policies usually get there first: to
# choose rightly, the numbers only need the right order.
#
# ### Why shrinking steps?
#
# The same world, the same number of episodes, with constant step sizes (by the finished `tabular.learn`):


# %% tags=["demo"]
def estimates_with(step_size: float, visit_power: float) -> NDArray[np.float64]:
    """Train with these step sizes in the garden, and judge: shape ``[n_seeds, 3]``."""
    env = gridworlds.environment(GARDEN, 0.2, Rewards())
    learned = [
        tabular.learn(
            env,
            "q_learning",
            1500,
            seed=seed,
            epsilon=np.linspace(0.6, 0.05, 1500),
            step_size=step_size,
            visit_power=visit_power,
            gamma=GAMMA,
        ).q
        for seed in range(n_seeds)
    ]
    return np.array([judged(GARDEN, 0.2, Rewards(), q, GAMMA) for q in learned])


def compare_step_sizes() -> None:
    """Print how far estimates are off with four kinds of step size."""
    trials = {
        "constant, 1": (1.0, 0.0),
        "constant, 0.3": (0.3, 0.0),
        "n to the power -0.6": (1.0, 0.6),
        "1 / n": (1.0, 1.0),
    }
    errors: dict[str, float] = {}
    for name, sizes in trials.items():
        value, estimate, best = estimates_with(*sizes).T  # each [n_seeds]
        errors[name] = float(np.abs(estimate / best - 1).mean())
        print(
            f"step size {name:>19}: estimate off by {errors[name]:5.1%} on average; "
            f"greedy policies worth {np.round(value, 2)}"
        )
    assert min(errors, key=lambda name: errors[name]) == "n to the power -0.6"


compare_step_sizes()

# %% [markdown]
# With a step size of 1 the table holds the luck of the latest try, and the maximum in the target prefers good luck. With $1/n$ it is the
# other way round: the first targets, built on a table of zeros, are remembered for ever, and news of the goal travels slowly. Between
# the two lies the power.

# %% [markdown]
# ## 8. Exercise 6: watch the policy grow
#
# *Medium, about 30 minutes.* Write `policy_history(snapshots, episodes, layout)`, which returns a `Figure` with one panel for each
# snapshot:
#
# - in each cell of **floor** (the start too) an arrow for the greedy action, and **several arrows where several are equally good** (in an
#   untouched table, all four); no arrows in walls, goals and pits. Values that differ by rounding alone (by less than $10^{-9}$) may count
#   as equal or not; what differs by more is not equally good,
# - a title that holds the number of episodes, such as "after 100 episodes",
# - labels on both axes: columns along x, rows along y (`plots.grid_policy` sets them).
#
# *Example.* For a table of zeros and the world `["S.P", ".#.", "..G"]` each of the six cells of floor has four arrows. If `q[0] = [0, 2, 2,
# 1]`, state 0 has two: right and down.
#
# <details><summary>Hint</summary>
#
# `q == q.max(axis=1, keepdims=True)` marks the best actions, shape `[n_states, 4]` (`np.isclose` allows far more than rounding). Set the
# rows of cells that are no floor to `False`, and reshape to `[rows, columns, 4]`. `plots.grid_policy(axes, actions, walls=walls)` draws arrows, and hatches where `walls` is true.
# `np.array([list(row) for row in layout])` is the layout as an array of letters. `plt.subplots(..., squeeze=False)` always gives an array
# of panels, for a single one too.
#
# </details>


# %% exercise="policy_history" task=3
def policy_history(
    snapshots: NDArray[np.float64], episodes: Sequence[int], layout: Sequence[str]
) -> Figure:
    """Draw the greedy policies of several tables side by side.

    Args:
        snapshots: Tables, shape ``[n_snapshots, n_states, 4]``; not changed.
        episodes: After how many episodes each was taken.
        layout: The world.

    Returns:
        The figure, one panel for each table.
    """
    # BEGIN SOLUTION
    cells = np.array([list(row) for row in layout])  # [rows, columns]
    n_columns = min(3, len(episodes))
    n_rows = -(-len(episodes) // n_columns)
    figure, grid = plt.subplots(
        n_rows, n_columns, squeeze=False, figsize=(3.6 * n_columns, 3.3 * n_rows)
    )
    panels: list[Axes] = list(grid.ravel())
    for axes, q, number in zip(panels, snapshots, episodes, strict=False):
        best = (q == q.max(axis=1, keepdims=True)).reshape(*cells.shape, 4)
        floor = np.isin(cells, [".", "S"])[:, :, None]  # [rows, columns, 1]
        plots.grid_policy(axes, best & floor, walls=cells == "#")
        for row, column in np.argwhere(np.isin(cells, list("SGP"))).tolist():
            letter = str(cells[row, column])
            colour = plots.PALETTE["SPG".index(letter)]
            axes.text(column - 0.4, row - 0.2, letter, color=colour, fontsize=8)
        axes.set_title(f"after {number} episodes")
    for axes in panels[len(episodes) :]:
        axes.remove()
    return figure
    # END SOLUTION


# %% test="policy_history" points=2
def test_policy_history() -> None:
    world = ["S.P", ".#.", "..G"]
    snapshots = np.zeros((2, 9, 4))
    snapshots[1] = np.array([0.0, 3.0, 1.0, 2.0])  # right everywhere
    snapshots[1, 0] = [0.0, 2.0, 2.0, 1.0]
    figure = checks.figure_of(
        policy_history,
        snapshots,
        [0, 70],
        world,
        n_axes=2,
        thought="Return a figure, one panel for each table.",
    )
    untouched, second = checks.panels_of(figure)
    checks.title(
        "a title with the number of episodes",
        second,
        "70",
        thought="After how many episodes was this table copied?",
    )
    floor = np.array([[True, True, False], [True, False, True], [True, True, False]])
    expected = np.repeat(floor[:, :, None], 4, axis=2)
    checks.equal(
        "the arrows of an untouched table (up, right, down, left in each cell)",
        checks.arrows_in_cells(untouched, (3, 3)).tolist(),
        expected.tolist(),
        thought="All four are equally good, on floor only.",
    )
    expected[:, :, [0, 2, 3]] = False
    expected[0, 0, 2] = True
    checks.equal(
        "the arrows of the second table (up, right, down, left in each cell)",
        checks.arrows_in_cells(second, (3, 3)).tolist(),
        expected.tolist(),
        thought="Two arrows at the start, one elsewhere.",
    )


# %% hidden="policy_history" points=3
def hidden_policy_history() -> None:
    rng = np.random.default_rng(476)
    for n_rows, n_columns, n in (
        (2, 3, 1),
        (4, 3, 4),
        (3, 6, 3),
        (5, 2, 2),
        (2, 2, 12),
    ):
        world = random_layout(rng, n_rows, n_columns)
        snapshots = rng.normal(size=(n, n_rows * n_columns, 4)) * 3.0 - 4.0
        snapshots[rng.random((n, n_rows * n_columns)) < 0.3, 1] = 5.0
        snapshots[rng.random((n, n_rows * n_columns)) < 0.3, 3] = 5.0
        snapshots[rng.random((n, n_rows * n_columns)) < 0.2, 0] = 5.01
        snapshots[rng.random((n, n_rows * n_columns)) < 0.2, 2] = 5.0 + 2e-8
        snapshots[rng.random((n, n_rows * n_columns)) < 0.2] = 0.0  # not visited yet
        snapshots[rng.random((n, n_rows * n_columns)) < 0.1] = [0.0, 4e-9, 0.0, 4e-9]
        snapshots[rng.random((n, n_rows * n_columns)) < 0.1] = [1e7, 1e7, 1e7 + 1, 0.0]
        numbers = (np.sort(rng.choice(900, size=n, replace=False)) + 100).tolist()
        with checks.unchanged(snapshots=snapshots, layout=world):
            figure = checks.figure_of(
                policy_history,
                snapshots,
                numbers,
                world,
                n_axes=n,
                thought="Is there one panel for each table, with labels on both axes?",
            )
        floor = np.array([[letter in ".S" for letter in row] for row in world])
        for k, panel in enumerate(checks.panels_of(figure)):
            best = np.array(
                [[x == max(row) for x in row] for row in snapshots[k].tolist()]
            )
            checks.equal(
                "the arrows",
                checks.arrows_in_cells(panel, floor.shape).tolist(),
                (best.reshape(n_rows, n_columns, 4) & floor[:, :, None]).tolist(),
                thought="Every best action, on floor only, in the panel of its table?",
            )
            checks.title(
                "the title",
                panel,
                str(numbers[k]),
                thought="Does each title hold its number of episodes?",
            )
            checks.labels(
                panel,
                x=("column", "x", "right"),
                y=("row", "y", "down"),
                thought="Do columns go along x, and rows along y?",
            )


# %% [markdown]
# The first seed's story in the garden; and how much of the policy is right at each time:


# %% alt="Panels of the garden with arrows for the greedy actions after 0, 20, 100, 400 and 2500 episodes: from all four arrows everywhere to one way to the goal." tags=["demo"]
def print_growth(runs: NDArray[np.float64], verdicts: NDArray[np.float64]) -> None:
    """Print how many cells of the garden choose a best action, and what it is worth."""
    model = tables.model_of(gridworlds.environment(GARDEN, 0.2, Rewards()))
    best = tabular.epsilon_greedy_policy(tabular.value_iteration(model, GAMMA)) > 0
    floor = np.flatnonzero([letter in ".S" for letter in "".join(GARDEN)])
    shares = (verdicts[:, :, 0] / verdicts[:, :, 2]).mean(axis=0)  # [n_snapshots]
    for k, episodes in enumerate(SNAPSHOTS_AT):
        right = [best[floor, run[k, floor].argmax(axis=1)].mean() for run in runs]
        print(
            f"after {episodes:>4} episodes: {np.mean(right):4.0%} of the cells choose "
            f"a best action, the start is worth {shares[k]:7.1%} of the best"
        )
    assert shares[-1] > 0.99 > shares[0]


with checks.demonstration():
    policy_history(garden_runs[0], SNAPSHOTS_AT, GARDEN)
    plt.show()
    print_growth(garden_runs, garden_verdicts)

# %% [markdown]
# What to see: arrows become sensible from the goal outwards, since news of it travels back one cell at a time. And they become sensible
# *where the agent walks*. In corners that it rarely visits, some arrows are wrong to the end, and it does not matter to the start.
# A good policy is not a policy that is good everywhere.
#
# And this is what it looks like in your world (slippery as it is, it does not always go as planned):


# %% alt="Film of one greedy episode in the own world, from the start to the goal." tags=["demo"]
def greedy_frames(q: NDArray[np.float64], seed: int) -> list[NDArray[np.uint8]]:
    """Return pictures of one greedy episode, of at most 40 steps."""
    env = make_world(render_mode="rgb_array")
    state, ended = int(env.reset(seed=seed)[0]), False
    frames = [np.asarray(env.render())]
    while not ended and len(frames) <= 40:
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state, ended = int(observation), terminated or truncated
        frames.append(np.asarray(env.render()))
    return frames


with checks.demonstration():
    animations.show(animations.from_frames(greedy_frames(own_runs[0][-1], seed=1)))

# %% [markdown]
# ## 9. Exercise 7: what do rewards ask for?
#
# *Medium, about 15 minutes; think before you run anything.* Now to the experiment of the project. Here is a world that is made for it.
# There are two ways from the start to the goal: straight over a **bridge** between pits, or the **detour** along the top.

# %%
BRIDGE = [".......", ".#####.", ".#PPP#.", "S.....G", ".#PPP#."]
BRIDGE_SLIP, BRIDGE_GAMMA = 0.1, 0.98


def bridge_q(step_reward: float) -> NDArray[np.float64]:
    """Return the exact best action values of the bridge world, shape ``[35, 4]``."""
    model = tables.model_of(
        gridworlds.environment(BRIDGE, BRIDGE_SLIP, Rewards(step=step_reward))
    )
    return tabular.value_iteration(model, BRIDGE_GAMMA)


def way_of(q: NDArray[np.float64]) -> str:
    """Say where a greedy policy wants to go: follow it as if nothing slipped."""
    table = gridworlds.transition_table(BRIDGE, 0.0, Rewards())
    letters, visited = "".join(BRIDGE), [gridworlds.start_of(BRIDGE)]
    while len(visited) < 40:
        _, state, _, terminated = table[visited[-1]][int(q[visited[-1]].argmax())][0]
        visited.append(state)
        if terminated and letters[state] == "P":
            return "pit"
        if terminated:
            return "detour" if min(visited) < 7 else "bridge"  # row 0 is the detour
    return "stay"


def draw_bridge(q: NDArray[np.float64], axes: Axes, title: str) -> None:
    """Draw values and arrows of a table in the bridge world."""
    cells = np.array([list(row) for row in BRIDGE])  # [5, 7]
    floor = np.isin(cells, [".", "S"])
    values = np.where(floor, q.max(axis=1).reshape(cells.shape), np.nan)
    labels = {
        (int(row), int(column)): str(cells[row, column])
        for row, column in np.argwhere(np.isin(cells, ["S", "G", "P"]))
    }
    plots.grid_values(
        axes, values, walls=cells == "#", labels=labels, colour_label="value"
    )
    best = (tabular.epsilon_greedy_policy(q) > 0).reshape(*cells.shape, 4)
    plots.grid_policy(axes, best & floor[:, :, None], walls=cells == "#")
    axes.set_title(title)


# %% alt="Left the bridge world, right its best policy at a step reward of -0.1: arrows take the detour along the top." tags=["demo"]
bridge_figure, (bridge_left, bridge_right) = plt.subplots(1, 2, figsize=(11, 3.5))
bridge_left.imshow(gridworlds.picture(BRIDGE, gridworlds.start_of(BRIDGE), cell=40))
bridge_left.set_axis_off()
bridge_left.set_title("the bridge world")
draw_bridge(bridge_q(-0.1), bridge_right, "best policy at a step reward of -0.1")
plt.show()
print("at -0.1 the best policy takes the", way_of(bridge_q(-0.1)))

# %% [markdown]
# It slips with probability 0.1, the discount is $\gamma = 0.98$, the goal brings $+10$ and a pit $-10$. At a step reward of $-0.1$ the best
# policy makes the detour, as you see. **Only the reward of a step is going to change**: what will the best policy do
#
# - at $-2$ for each step,
# - at $-20$ for each step,
# - at $+0.5$ for each step?
#
# Write `predicted_ways()`, which returns a dictionary from the step reward to one of four words: `"detour"`, `"bridge"`, `"pit"` (it
# walks into a pit on purpose) or `"stay"` (it avoids every end and walks about for ever).
#
# It is a prediction: `bridge_q`, `way_of` and the library's dynamic programming have no place in it.
#
# *Example.* The entry for what you have just seen is `-0.1: "detour"`; all four must be there.
#
# <details><summary>Hint</summary>
#
# Do the sum on paper. The bridge takes 6 steps and the detour 12. On the bridge there are three cells with pits on both sides, each of
# which costs you the episode with probability 0.1. What is a life worth that never ends and brings $r$ each step? $r + \gamma r +
# \gamma^2 r + \dots = r / (1 - \gamma)$.
#
# </details>


# %% exercise="predicted_ways" task=4 forbid="rlcourse.environments.gridworlds rlcourse.agents.tabular rlcourse.environments.tables"
def predicted_ways() -> dict[float, str]:
    """Return what you expect the best policy to do.

    Returns:
        A word for each of the step rewards -0.1, -2, -20 and 0.5.
    """
    # BEGIN SOLUTION
    return {-0.1: "detour", -2.0: "bridge", -20.0: "pit", 0.5: "stay"}
    # END SOLUTION


# %% test="predicted_ways" points=1
def test_predicted_ways() -> None:
    ways = checks.instance(
        "the prediction",
        checks.attempt(predicted_ways),
        dict,
        thought="A dictionary from step reward to word.",
    )
    checks.equal(
        "the step rewards",
        sorted(ways),
        [-20.0, -2.0, -0.1, 0.5],
        thought="One entry for each of the four.",
    )
    checks.true(
        "the words",
        set(ways.values()) <= {"detour", "bridge", "pit", "stay"},
        thought="Each is one of the four words.",
    )
    checks.equal("at -0.1", ways[-0.1], "detour", thought="Look at the picture above.")
    checks.true(
        "a prediction",
        not {"bridge_q", "way_of"} & checks.names_in(predicted_ways),
        thought="What do you expect, before anything is computed?",
    )


# %% hidden="predicted_ways" points=2
def hidden_predicted_ways() -> None:
    ways = checks.instance(
        "the prediction",
        checks.attempt(predicted_ways),
        dict,
        thought="Is it a dictionary?",
    )
    checks.true(
        "a prediction",
        not {"bridge_q", "way_of"} & checks.names_in(predicted_ways),
        thought="What do you expect, before anything is computed?",
    )
    thoughts = {
        -0.1: "At -0.1: look at the picture.",
        -2.0: (
            "At -2: what do six more steps cost, and what does the danger of the "
            "bridge cost?"
        ),
        -20.0: "At -20: is it worth while to go on at all?",
        0.5: "At +0.5: what is a life worth that never ends?",
    }
    for step_reward, thought in thoughts.items():
        checks.equal(
            "a way",
            ways.get(step_reward),
            way_of(bridge_q(step_reward)),
            thought=thought,
        )


# %% [markdown]
# **Stop here until your prediction stands.** Then run on: dynamic programming first, and beside it a learner that knows nothing but
# rewards.

# %% alt="Four pictures of the bridge world with best arrows: detour, bridge, into a pit, and walking about for ever." tags=["demo"]
STEP_REWARDS = [-0.1, -2.0, -20.0, 0.5]


def draw_ways() -> Figure:
    """Draw the best policies for the four step rewards."""
    figure, grid = plt.subplots(2, 2, figsize=(11, 6.4))
    panels: list[Axes] = list(grid.ravel())
    for axes, step_reward in zip(panels, STEP_REWARDS, strict=True):
        q = bridge_q(step_reward)
        draw_bridge(q, axes, f"{step_reward:+g} for each step: {way_of(q)}")
    return figure


def compare_with_learners() -> None:
    """Print what dynamic programming says, and what three learners do."""
    for step_reward in STEP_REWARDS:
        env = gridworlds.environment(
            BRIDGE, BRIDGE_SLIP, Rewards(step=step_reward), step_limit=100
        )
        n_episodes = 400 if step_reward > 0 else 2500
        learned = [
            tabular.learn(
                env,
                "q_learning",
                n_episodes,
                seed=seed,
                epsilon=np.linspace(1.0, 0.1, n_episodes),
                step_size=1.0,
                visit_power=0.6,
                gamma=BRIDGE_GAMMA,
            ).q
            for seed in range(3)
        ]
        best_way, ways = way_of(bridge_q(step_reward)), [way_of(q) for q in learned]
        print(f"{step_reward:+5.1f} for each step: best {best_way}; learners {ways}")
        assert ways.count(best_way) >= 2


draw_ways()
plt.show()
compare_with_learners()

# %% [markdown]
# <details><summary>What happened, and why (open this once you have compared it with your prediction)</summary>
#
# At $-20$ the agent jumps into a pit, as soon as it can reach one. It is not mad. It has read its rewards to the letter: each further step
# hurts twice as much as a pit does. At $+0.5$ it has found out that a goal which ends the episode is the end of its income. Both have
# happened to people who were sure that they had asked for "reach the goal, quickly".
#
# </details>
#
# **Move the slider** and find the borders between the four behaviours. (It runs from $-12$ to $+1$; all three borders lie in between.)


# %% alt="The bridge world with values and best arrows for the step reward of the slider." tags=["demo"]
def draw_for_step_reward(step_reward: float) -> Figure:
    """Draw the best policy of the bridge world for one step reward."""
    figure, axes = plt.subplots(figsize=(7, 3.8))
    q = bridge_q(step_reward)
    draw_bridge(q, axes, f"{step_reward:+.1f} for each step: {way_of(q)}")
    return figure


controls.interactive_figure(
    draw_for_step_reward,
    step_reward=controls.slider(-12.0, 1.0, 0.1, -1.0, "step reward"),
)

# %% [markdown]
# ### Your own world
#
# Now do the same with yours. Choose **one** change of the rewards (change `changed_rewards` in the next cell), write down what you expect,
# and only then run the cell.

# %% alt="Arrows of the best policy in the own world before and after the change of the rewards." tags=["demo"]
changed_rewards = Rewards(step=-5.0)


def draw_change(world: Sequence[str], changed: Rewards) -> Figure:
    """Draw the best policy in a world before and after a change of its rewards."""
    both = (Rewards(), changed)
    models = [tables.model_of(gridworlds.environment(world, 0.2, one)) for one in both]
    solved = [tabular.value_iteration(model, GAMMA) for model in models]
    # Ties as exact ties.
    best = np.stack([tabular.epsilon_greedy_policy(q) > 0 for q in solved]).astype(
        float
    )
    figure = policy_history(best, [0, 1], world)
    for axes, one in zip(checks.panels_of(figure), both, strict=True):
        axes.set_title(f"step {one.step:g}, goal {one.goal:g}, pit {one.pit:g}")
    floor = [state for state, letter in enumerate("".join(world)) if letter in ".S"]
    others = [
        divmod(s, len(world[0])) for s in floor if (best[0, s] != best[1, s]).any()
    ]
    print(
        f"{len(others)} of {len(floor)} cells choose otherwise: (row, column) {others}"
    )
    return figure


with checks.demonstration():
    draw_change(own_layout, changed_rewards)
    plt.show()

# %% [markdown]
# ### Exercise 8: explain
#
# *Written answer, about 25 minutes; 6 points.* Answer in about 15 sentences:
#
# 1. **The bridge.** Explain with numbers why the best policy leaves the detour for the bridge somewhere between $-0.1$ and $-2$, and why
#    at $+0.5$ it stays. (Estimates on paper are fine.)
# 2. **Your world.** Which reward did you change, what did you expect *before* you ran the cell, what happened, and why? A prediction that
#    failed is as good as one that came true, if you can say why it failed.
# 3. **A lesson.** Somebody adds $+1$ to *all* rewards of a world "to make the numbers friendlier". When does that change the best policy,
#    and when not?

# %% [markdown] answer="reward_change" task=4 points=6
# ### BEGIN SOLUTION
# *Model answer.*
#
# 1. The detour takes 12 steps in place of 6 (and some more, since it slips), so it costs about six step rewards more: 0.6 at $-0.1$,
#    but 12 at $-2$. The bridge is dangerous on three cells, each with probability 0.1: one falls with $1 - 0.9^3 = 0.27$, and a fall means
#    $-10$ in place of $+10$, so it costs about $0.27 \cdot 20 = 5.4$. So the detour is better as long as six steps cost less than about
#    5.4, that is, down to about $-0.9$ for each step; beyond it, the bridge is. (The slider shows the border between $-0.5$ and $-1$.) At
#    $+0.5$ a life that never ends is worth $0.5 / (1 - 0.98) = 25$, which is more than the goal's 10: the best policy never goes there.
# 2. I made each step cost $-5$ in place of $-0.1$. I expected that the agent would give up at the start already and walk into the
#    nearest pit, since the goal is more than ten steps away. What happened: 9 of 39 cells changed, most of them close to a pit, and their
#    arrows now point to it; the start did not change. Why: from next to a pit, jumping costs $-10$, while
#    each step to the goal costs $-5$, so the pit is better wherever it is nearer than the goal by more than four steps. I had overlooked
#    that from the start the first steps towards pit and goal are the same. (I tried $-2$ before that: only one cell changed.)
# 3. It adds $1$ for each step that the agent lives. In a world in which all episodes have the same length (or that never ends, with
#    $\gamma < 1$) this is the same for all policies and changes nothing. Where policies can choose how long an episode lasts, it pays
#    for long lives, and the best policy may begin to avoid the goal, as at $+0.5$ above. Multiplying all rewards by a positive number never
#    changes the best policy.
#
# *Rubric (6 points).* 1: costs of the additional steps and of the danger set against each other with numbers that fit (1), value of the
# endless life against that of the goal (1). 2: a definite prediction, made before (1), what happened, described by cells or ways (0.5),
# an explanation by comparing returns, not by "the agent wants" (1). 3: says that it rewards each step lived (0.5), a case in which it
# changes the policy (0.5) and one in which it does not (0.5).
# ### END SOLUTION

# %% [markdown]
# ## 10. Summary and outlook
#
# - You built a **world**: a table for its physics, a picture, and Gymnasium's interface around them, accepted by the checker. Its
#   randomness comes from one seeded generator.
# - In the garden Q-learning found a **policy** worth at least 99 % of the optimum with every seed (asserted), and with step sizes
#   $n^{-0.6}$ its **numbers** agreed with dynamic programming, too; constant steps and $1/n$ were further off.
# - The policy grows **from the goal outwards**, and where the agent walks.
# - **Rewards mean what they say.** One number took the best policy from a careful detour over a bold bridge into a pit, and to a life
#   without end.
#
# **Go further.** Wind that blows in some columns; a key that opens a door (then a state is cell *and* key); two goals of different worth;
# ice on which you slide until something stops you. Each is a change of a few lines in the table, and the judge comes along for free.
#
# **Next**: all this stood on a table with one row for each state. Part 5.1 counts how many rows a slightly larger world would need, and
# there the tables end.
#
# **Further reading**: Ng, Harada and Russell (1999) say exactly which changes of the rewards leave the best policy alone (potential-based
# shaping). D. Amodei and others, *Concrete Problems in AI Safety* (2016), section 4, on agents that take their rewards at their word.
