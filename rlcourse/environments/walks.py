"""Random walks over states in a row, many at once: the world in which Sutton and Barto compare prediction methods.

States 0 to ``n_states - 1`` stand in a row, and a walk begins in the middle. Each step goes one to the left (action 0) or one to the right
(action 1). Whoever steps off the left end is out with a reward of -1, whoever steps off the right end with +1; all other rewards are 0.
After a step that ends the walk, the next state is the one that was left, as in :class:`rlcourse.environments.tables.TableEnvironment`.

Source: Sutton and Barto, Reinforcement Learning (2nd edition), examples 6.2 and 7.1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rlcourse.environments.tables import TableEnvironment


class Walk(NamedTuple):
    """One walk of ``T`` steps, as plain lists."""

    states: list[int]
    """``T + 1`` states; the last one repeats the one from which the walk left."""
    actions: list[int]
    """``T`` actions, 0 for left and 1 for right."""
    rewards: list[float]
    """``T`` rewards: ``rewards[t]`` came with the step out of ``states[t]``."""


class Walks(NamedTuple):
    """Walks of several runs side by side, of which none was cut off. ``L`` is the length of the longest."""

    states: NDArray[np.int64]
    """Shape ``[n_runs, n_walks, L + 1]``; behind a walk's end its last state is repeated."""
    actions: NDArray[np.int64]
    """Shape ``[n_runs, n_walks, L]``; 0 behind the end."""
    rewards: NDArray[np.float64]
    """Shape ``[n_runs, n_walks, L]``; 0 behind the end."""
    lengths: NDArray[np.int64]
    """Number of steps of each walk, shape ``[n_runs, n_walks]``."""

    def one(self, run: int, number: int) -> Walk:
        """Return a single walk."""
        n = int(self.lengths[run, number])
        states, actions, rewards = (array[run, number].tolist() for array in self[:3])
        return Walk(states[: n + 1], actions[:n], rewards[:n])


def environment(n_states: int, *, step_limit: int | None = None) -> TableEnvironment:
    """Return the walk as an environment with its table.

    Args:
        n_states: Number of states, odd.
        step_limit: Steps after which an episode is truncated; ``None`` is no limit.

    Raises:
        ValueError: The number of states has no middle.
    """
    _check(n_states)
    last = n_states - 1
    table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        state: {
            0: [(1.0, max(state - 1, 0), -float(state == 0), state == 0)],
            1: [(1.0, min(state + 1, last), float(state == last), state == last)],
        }
        for state in range(n_states)
    }
    return TableEnvironment(table, n_states // 2, step_limit=step_limit)


def true_values(n_states: int) -> NDArray[np.float64]:
    """Return the exact undiscounted values under a fair coin, shape ``[n_states]``: a straight line from -1 to 1, ends left out.

    Raises:
        ValueError: The number of states has no middle.
    """
    _check(n_states)
    return 2.0 * np.arange(1, n_states + 1) / (n_states + 1) - 1.0


def sample(n_states: int, n_runs: int, n_walks: int, rng: np.random.Generator, *, right: float = 0.5) -> Walks:
    """Draw walks.

    Args:
        n_states: Number of states, odd.
        n_runs: Number of runs.
        n_walks: Number of walks in each run.
        rng: Where the randomness comes from.
        right: Probability of a step to the right, in ``[0, 1]``.

    Raises:
        ValueError: The number of states has no middle, or the probability is out of range.
    """
    _check(n_states)
    if not 0.0 <= right <= 1.0:
        raise ValueError(f"right is {right}, expected a probability from 0 to 1")
    n = n_runs * n_walks
    place = np.full(n, n_states // 2, dtype=np.int64)
    lengths, going = np.zeros(n, dtype=np.int64), np.arange(n)
    states, actions, rewards = [place.copy()], list[NDArray[np.int64]](), list[NDArray[np.float64]]()
    while going.size:
        action, reward = np.zeros(n, dtype=np.int64), np.zeros(n)
        action[going] = rng.random(going.size) < right
        reached = place[going] + 2 * action[going] - 1
        out = (reached < 0) | (reached >= n_states)
        reward[going[out]] = np.sign(reached[out])
        lengths[going] += 1
        place[going[~out]] = reached[~out]
        going = going[~out]
        states.append(place.copy())
        actions.append(action)
        rewards.append(reward)
    shape = (n_runs, n_walks)
    moves = np.stack(actions, axis=1) if actions else np.zeros((n, 0), dtype=np.int64)
    paid = np.stack(rewards, axis=1) if rewards else np.zeros((n, 0))
    return Walks(np.stack(states, axis=1).reshape(*shape, -1), moves.reshape(*shape, -1), paid.reshape(*shape, -1), lengths.reshape(shape))


def _check(n_states: int) -> None:
    if n_states < 1 or n_states % 2 == 0:
        raise ValueError(f"n_states is {n_states}, expected an odd number from 1 on: a walk begins in the middle")
