"""Small discrete environments that are their table: one made of a table, and the arrays in which exact methods read it.

Gymnasium's toy-text environments carry their whole transition table, ``env.unwrapped.P[state][action]``: a list of
``(probability, next_state, reward, terminated)``. :class:`TableEnvironment` makes an environment of such a table, :func:`model_of` turns
the table into arrays. Learners never look at it: it is what judges them.

Shapes: ``S`` is the number of states and ``A`` the number of actions. All arrays are float64 on the CPU.
Source: Sutton and Barto, Reinforcement Learning (2nd edition), chapters 3 and 4.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Table: TypeAlias = Mapping[int, Mapping[int, Sequence[tuple[float, int, float, bool]]]]
"""``table[state][action]``: the ways in which a step can end, as (probability, next state, reward, terminated)."""

_CURRENT, _OTHER = (230, 159, 0), (230, 230, 230)
"""Colours of the squares that a :class:`TableEnvironment` draws."""


@dataclasses.dataclass(frozen=True)
class Model:
    """What a discrete environment does, as arrays."""

    reward: Floats
    """Expected reward of each action, shape ``[S, A]``."""
    continuation: Floats
    """Probability that a step goes on to each state, shape ``[S, A, S]``. A row sums to less than one where a step may terminate."""
    start: Floats
    """Probability of each state to be the first one, shape ``[S]``."""


def sizes(env: gym.Env[Any, Any]) -> tuple[int, int]:
    """Return the numbers of states and actions of an environment with discrete spaces that start at zero.

    Raises:
        ValueError: A space is of another kind.
    """
    found: list[int] = []
    for name, space in (("observation", env.observation_space), ("action", env.action_space)):
        if not isinstance(space, spaces.Discrete) or int(space.start) != 0:
            raise ValueError(f"the {name} space is {space}, expected Discrete(n) that starts at 0")
        found.append(int(space.n))
    return found[0], found[1]


def model_of(env: gym.Env[Any, Any]) -> Model:
    """Read the transition table of a toy-text environment (or of a :class:`TableEnvironment`).

    A step limit (``TimeLimit``) is no part of the model, as it is no part of the environment's physics.

    Raises:
        ValueError: The environment has no table ``P``, its spaces are not discrete, or probabilities do not sum to one.
    """
    n_states, n_actions = sizes(env)
    table = cast("Table | None", getattr(env.unwrapped, "P", None))
    if table is None:
        raise ValueError(f"{env} has no transition table `P`, expected a toy-text environment or a TableEnvironment")
    reward = np.zeros((n_states, n_actions))
    continuation = np.zeros((n_states, n_actions, n_states))
    for state in range(n_states):
        for action in range(n_actions):
            outcomes = table[state][action]
            total = sum(probability for probability, *_ in outcomes)
            if abs(total - 1.0) > 1e-9:
                raise ValueError(f"the probabilities of state {state}, action {action} sum to {total}, expected 1")
            for probability, next_state, step_reward, terminated in outcomes:
                reward[state, action] += probability * step_reward
                continuation[state, action, next_state] += 0.0 if terminated else probability
    start = np.asarray(cast("Any", env.unwrapped).initial_state_distrib, dtype=np.float64)
    return Model(reward, continuation, start / start.sum())


def outcome_probabilities(
    transitions: Mapping[Any, Mapping[Any, Iterable[tuple[float, Any, float]]]],
) -> dict[tuple[Any, Any, Any, float], float]:
    """Return p(s', r | s, a): the probability of each (state, action, next state, reward) that can happen.

    Outcomes with the same next state and reward are added up, those of probability 0 left out. Rewards are rounded to nine decimals.

    Args:
        transitions: ``transitions[state][action]``: the outcomes, as (probability, next state, reward).
    """
    found: defaultdict[tuple[Any, Any, Any, float], float] = defaultdict(float)
    for state, actions in transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                if probability != 0:
                    found[state, action, next_state, round(float(reward), 9)] += probability
    return dict(found)


class TableEnvironment(gym.Env[Any, Any]):
    """An environment made of a transition table, in the form that Gymnasium's toy-text environments use.

    Args:
        table: ``table[state][action]``, a list of (probability, next state, reward, terminated).
        start: Probability of each state to be the first one, shape ``[S]``, or the one first state.
        step_limit: Steps after which an episode is truncated; ``None`` is no limit.
        render_mode: ``"rgb_array"`` draws one square of 8 by 8 pixels for each state, the current one in orange; ``None`` draws nothing.

    Raises:
        ValueError: The table is empty, states differ in their number of actions, or probabilities do not sum to one.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 4}  # noqa: RUF012  gymnasium's own form

    def __init__(self, table: Table, start: ArrayLike = 0, *, step_limit: int | None = None, render_mode: str | None = None) -> None:
        counts = {len(actions) for actions in table.values()}
        if len(counts) != 1 or 0 in counts or sorted(table) != list(range(len(table))):
            raise ValueError(f"states {sorted(table)} with {sorted(counts)} actions: expected states 0 to S - 1 with A actions each")
        self.P = table
        self.observation_space = spaces.Discrete(len(table))
        self.action_space = spaces.Discrete(counts.pop())
        given = np.asarray(start, dtype=np.float64)
        self.initial_state_distrib: Floats = np.eye(len(table))[int(given)] if given.ndim == 0 else given
        self.render_mode = render_mode
        self.s = 0
        self._step_limit = step_limit
        self._steps_taken = 0
        self._ended = True
        model_of(self)  # refuses probabilities that do not sum to one

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Draw a first state."""
        super().reset(seed=seed, options=options)
        self.s = int(self.np_random.choice(len(self.P), p=self.initial_state_distrib))
        self._steps_taken, self._ended = 0, False
        return self.s, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Draw one of the outcomes of the action.

        Raises:
            ResetNeeded: The episode is over, or none has begun.
        """
        if self._ended:
            raise gym.error.ResetNeeded("this episode is over (or none has begun): call reset() before the next step")
        outcomes = self.P[self.s][int(action)]
        chosen = int(self.np_random.choice(len(outcomes), p=[outcome[0] for outcome in outcomes])) if len(outcomes) > 1 else 0
        probability, self.s, reward, terminated = outcomes[chosen]
        self._steps_taken += 1
        truncated = self._step_limit is not None and self._steps_taken >= self._step_limit
        self._ended = terminated or truncated
        return self.s, float(reward), terminated, truncated, {"prob": probability}

    def render(self) -> Any:
        """Return the states as a row of squares, uint8 of shape ``[8, 8 * S, 3]``, or None without a render mode."""
        if self.render_mode is None:
            return None
        image = np.full((8, 8 * len(self.P), 3), _OTHER, dtype=np.uint8)
        image[:, 8 * self.s : 8 * self.s + 8] = _CURRENT
        return image


def states_in_frames(frames: Sequence[NDArray[np.uint8]], n_states: int) -> list[int]:
    """Return which square is the current one in each picture of a :class:`TableEnvironment`, also where it was scaled or framed.

    Args:
        frames: Pictures of the row of squares, each of shape ``[height, width, 3]``.
        n_states: Number of squares.

    Returns:
        States; -1 where no square is orange.
    """
    states: list[int] = []
    for frame in frames:
        pixels = frame.astype(np.int64)  # [height, width, 3]
        current = np.abs(pixels - _CURRENT).sum(axis=2) < 90
        square = current | (np.abs(pixels - _OTHER).sum(axis=2) < 12)
        columns = np.flatnonzero(square[current.any(axis=1)].any(axis=0))
        if columns.size == 0:
            states.append(-1)
            continue
        centre = float(np.flatnonzero(current.any(axis=0)).mean())
        states.append(int((centre - columns[0]) / (columns[-1] - columns[0] + 1) * n_states))
    return states
