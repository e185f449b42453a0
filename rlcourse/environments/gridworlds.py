"""Gridworlds that are drawn as text: their physics as a transition table, and a picture of them.

A layout is a list of strings of equal length, one for each row, with one letter for each cell: ``#`` wall, ``.`` floor, ``S`` the start,
``G`` a goal, ``P`` a pit. Cells are numbered row by row from the top left; that number is the state. The actions are up (0), right (1),
down (2) and left (3).

With probability ``1 - slip`` the agent moves where it wanted to, else to one of the two sides, each with ``slip / 2``. A move against a
wall or out of the grid leaves it where it is. The reward depends on the cell in which it ends up; goals and pits end the episode.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rlcourse.environments.tables import TableEnvironment
from rlcourse.figures.plots import CLIFF_ARROWS

Outcome = tuple[float, int, float, bool]
"""Probability, next state, reward, terminated."""

_LETTERS = "#.SGP"


@dataclasses.dataclass(frozen=True)
class Rewards:
    """What a step brings, by the cell in which it ends."""

    step: float = -0.1
    """On the floor or the start."""
    goal: float = 10.0
    """In a goal."""
    pit: float = -10.0
    """In a pit."""


def cells_of(layout: Sequence[str]) -> NDArray[np.str_]:
    """Return the letters of a layout, shape ``[rows, columns]``.

    Raises:
        ValueError: It is empty, its rows differ in length, it holds another letter, or not exactly one start and at least one goal.
    """
    lengths = {len(row) for row in layout}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"the rows have lengths {sorted(lengths)}, expected at least one row, and all of one length above 0")
    cells = np.array([list(row) for row in layout])
    unknown = sorted(set(cells.ravel().tolist()) - set(_LETTERS))
    if unknown:
        raise ValueError(f"the layout holds {', '.join(map(repr, unknown))}, expected only the letters {' '.join(_LETTERS)}")
    n_starts, n_goals = int((cells == "S").sum()), int((cells == "G").sum())
    if n_starts != 1 or n_goals < 1:
        raise ValueError(f"the layout has {n_starts} starts (S) and {n_goals} goals (G), expected one start and at least one goal")
    return cells


def start_of(layout: Sequence[str]) -> int:
    """Return the number of the start's cell."""
    return int(np.flatnonzero(cells_of(layout) == "S")[0])


def transition_table(layout: Sequence[str], slip: float, rewards: Rewards) -> dict[int, dict[int, list[Outcome]]]:
    """Return the physics of a gridworld: ``table[state][action]``, a list of (probability, next state, reward, terminated).

    Each outcome is listed once. In walls, goals and pits, where nobody ever acts, each action stays for reward 0 and ends.

    Raises:
        ValueError: The layout is not a proper one, or ``slip`` is not in ``[0, 1]``.
    """
    cells = cells_of(layout)
    if not 0.0 <= slip <= 1.0:
        raise ValueError(f"slip is {slip}, expected a number from 0 to 1")
    n_rows, n_columns = cells.shape
    letters: list[str] = cells.ravel().tolist()
    gives = {"G": (rewards.goal, True), "P": (rewards.pit, True), ".": (rewards.step, False), "S": (rewards.step, False)}

    def neighbour(state: int, direction: int) -> int:
        row, column = (a + b for a, b in zip(divmod(state, n_columns), CLIFF_ARROWS[direction], strict=True))
        inside = 0 <= row < n_rows and 0 <= column < n_columns
        return row * n_columns + column if inside and letters[row * n_columns + column] != "#" else state

    table: dict[int, dict[int, list[Outcome]]] = {}
    for state, letter in enumerate(letters):
        table[state] = {}
        for action in range(4):
            if letter in "#GP":
                table[state][action] = [(1.0, state, 0.0, True)]
                continue
            shares: dict[int, float] = {}
            for turn, share in ((0, 1.0 - slip), (1, slip / 2), (-1, slip / 2)):
                reached = neighbour(state, (action + turn) % 4)
                shares[reached] = shares.get(reached, 0.0) + share
            table[state][action] = [(share, reached, *gives[letters[reached]]) for reached, share in shares.items() if share > 0.0]
    return table


def environment(layout: Sequence[str], slip: float, rewards: Rewards, *, step_limit: int | None = 200) -> TableEnvironment:
    """Return a gridworld as an environment (which draws no more than a row of squares)."""
    return TableEnvironment(transition_table(layout, slip, rewards), start_of(layout), step_limit=step_limit)


def _disc(size: int, row: float, column: float, radius: float) -> NDArray[np.bool_]:
    """Pixels of a cell inside a circle; centre and radius as shares of the cell."""
    at = (np.arange(size) + 0.5) / size
    return (at[:, None] - row) ** 2 + (at[None, :] - column) ** 2 < radius**2


def picture(layout: Sequence[str], state: int, cell: int = 32) -> NDArray[np.uint8]:
    """Draw a gridworld with the agent in it, uint8, shape ``[rows * cell, columns * cell, 3]``.

    Args:
        layout: The world.
        state: The cell in which the agent is.
        cell: Pixels of a cell in height and width.
    """
    cells = cells_of(layout)
    size = 3 * cell  # drawn three times as large, and averaged: round things get smooth edges
    at = np.arange(size)
    image = np.zeros((cells.shape[0] * size, cells.shape[1] * size, 3), dtype=np.float64)
    for number, letter in enumerate(cells.ravel().tolist()):
        row, column = divmod(number, cells.shape[1])
        tile = image[row * size : (row + 1) * size, column * size : (column + 1) * size]
        tile[:] = (238, 232, 213) if (row + column) % 2 else (245, 240, 224)
        if letter == "#":  # bricks, every other course half a brick further
            course = at * 4 // size
            shifted = (at[None, :] + (course[:, None] % 2) * size // 4) % (size // 2)
            tile[:] = (150, 84, 70)
            tile[(at % (size // 4) < size // 16)[:, None] | (shifted < size // 16)] = (205, 190, 178)
        elif letter == "P":
            for radius, shade in ((0.44, 120), (0.38, 70), (0.30, 35), (0.20, 10)):
                tile[_disc(size, 0.5, 0.5, radius)] = shade
        elif letter == "G":
            for radius, colour in ((0.44, (0, 158, 115)), (0.33, (245, 240, 224)), (0.22, (0, 158, 115)), (0.10, (245, 240, 224))):
                tile[_disc(size, 0.5, 0.5, radius)] = colour
        elif letter == "S":
            tile[_disc(size, 0.5, 0.5, 0.42) & ~_disc(size, 0.5, 0.5, 0.36)] = (120, 120, 120)
        if number == state:
            tile[_disc(size, 0.5, 0.5, 0.31)] = (20, 60, 100)
            tile[_disc(size, 0.5, 0.5, 0.28)] = (0, 114, 178)
            for side in (0.40, 0.60):
                tile[_disc(size, 0.43, side, 0.075)] = 255
                tile[_disc(size, 0.45, side, 0.035)] = 0
    n_rows, n_columns = cells.shape
    return image.reshape(n_rows * cell, 3, n_columns * cell, 3, 3).mean(axis=(1, 3)).round().astype(np.uint8)
