"""Probe environments: five tiny worlds that each ask an agent one question, and whose answer is known exactly.

An agent that fails on CartPole tells nothing about where its mistake is. Let it answer these first, in this order, each in seconds:

====================== =========================================== =====================================================================
``probes/Value-v0``    Does it learn the value of what it gets?    else: terminal states that bootstrap, a critic that does not learn
``probes/Discount-v0`` Is what comes later discounted?             else: a target without discount, or discounted twice
``probes/Policy-v0``   Does the action that pays win?              else: the wrong sign, actions and rewards in different order
``probes/Credit-v0``   Does an early action get its late reward?   else: actions that are weighted with the reward of their own step
``probes/Noise-v0``    Does it hold under noise?                   else: rewards that are clipped, a maximum or a last value for a mean
====================== =========================================== =====================================================================

Make one with ``gym.make`` or ``vector.make`` once this module is imported, or by its function: :func:`value`, :func:`discount`,
:func:`policy`, :func:`credit`, :func:`noise`. All have two actions, observations between -1 and 1, and episodes that end by themselves.
"""

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from numpy.typing import ArrayLike, NDArray

from rlcourse.environments.tables import Table, TableEnvironment

Observation = NDArray[np.float32]


class Probe(gym.Env[Observation, np.int64]):
    """A table whose states are seen as vectors, so that networks can learn in it.

    Args:
        table: ``table[state][action]``, a list of (probability, next state, reward, terminated).
        features: What is seen in each state, numbers from -1 to 1, shape ``[S, n_features]``.
        start: Probability of each state to be the first one, shape ``[S]``, or the one first state.

    Attributes:
        world: The table as an environment with numbered states; ``tables.model_of(probe.world)`` is its exact model.
        features: float32, shape ``[S, n_features]``: ask a network for its answers in all states at once.

    Raises:
        ValueError: There is not one row of features for each state, a feature is out of range, or the table is no table.
    """

    metadata = {"render_modes": []}  # noqa: RUF012  gymnasium's own form

    def __init__(self, table: Table, features: ArrayLike, start: ArrayLike = 0) -> None:
        self.world = TableEnvironment(table, start)
        self.features = np.array(features, dtype=np.float32)
        if self.features.ndim != 2 or len(self.features) != len(table):
            raise ValueError(f"features has shape {list(self.features.shape)}, expected [{len(table)}, n_features]: a row for each state")
        if np.abs(self.features).max() > 1.0:
            raise ValueError(f"the largest feature is {np.abs(self.features).max()}, expected numbers from -1 to 1")
        self.observation_space = spaces.Box(-1.0, 1.0, (self.features.shape[1],), np.float32)
        self.action_space = self.world.action_space

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, dict[str, Any]]:
        """Draw a first state, and return what is seen there."""
        super().reset(seed=seed, options=options)
        state, info = self.world.reset(seed=seed, options=options)
        return self.features[state].copy(), info

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Act. The observation that ends an episode is that of the last state, whose value must not be asked for.

        Raises:
            ResetNeeded: The episode is over, or none has begun.
        """
        state, reward, terminated, truncated, info = self.world.step(int(action))
        return self.features[state].copy(), reward, terminated, truncated, info


def value() -> Probe:
    """Return the probe of values: one state, one step, and a reward of 1 for either action.

    Exact: both action values and the state's value are 1, whatever the discount.
    """
    pays = [(1.0, 0, 1.0, True)]
    return Probe({0: {0: pays, 1: pays}}, [[1.0]])


def discount() -> Probe:
    r"""Return the probe of the discount: three states in a row, seen as -1, 0 and 1, and a reward of 1 at the end for either action.

    Exact: the values, and both action values, are :math:`\gamma^2`, :math:`\gamma` and 1.
    """
    ways = [[(1.0, 1, 0.0, False)], [(1.0, 2, 0.0, False)], [(1.0, 2, 1.0, True)]]
    return Probe({state: {0: way, 1: way} for state, way in enumerate(ways)}, [[-1.0], [0.0], [1.0]])


def policy() -> Probe:
    """Return the probe of the policy: one step from one of two states, seen as -1 and 1, in which another action pays.

    Exact: the action that pays (0 in the first state, 1 in the second) is worth 1, the other one -1; the best policy is worth 1.
    """
    table = {state: {action: [(1.0, state, 1.0 if action == state else -1.0, True)] for action in (0, 1)} for state in (0, 1)}
    return Probe(table, [[-1.0], [1.0]], start=[0.5, 0.5])


def credit() -> Probe:
    r"""Return the probe of credit: the first of four actions decides what comes, and the tempting one is worse.

    Action 0 pays 0.5 at once and nothing later, action 1 nothing at once and 1 with the fourth step. The three actions after the first one
    do nothing. Seen are the time (from -1 to 1) and the choice (0 before it, then -1 or 1).

    Exact: at the beginning action 0 is worth 0.5, and action 1 :math:`\gamma^3`, which is more for every :math:`\gamma` above 0.794; with
    :math:`\gamma = 0.9` it is 0.729. After action 0 (states 1 to 3) all is worth 0, after action 1 (states 4 to 6) :math:`\gamma^2`,
    :math:`\gamma` and 1.
    """
    table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        0: {0: [(1.0, 1, 0.5, False)], 1: [(1.0, 4, 0.0, False)]},
    }
    for first, reward in ((1, 0.0), (4, 1.0)):
        ways = [(1.0, first + 1, 0.0, False), (1.0, first + 2, 0.0, False), (1.0, first + 2, reward, True)]
        table |= {first + number: {0: [way], 1: [way]} for number, way in enumerate(ways)}
    seen = [[-1.0, 0.0], *([time, chosen] for chosen in (-1.0, 1.0) for time in (-1 / 3, 1 / 3, 1.0))]
    return Probe(table, seen)


def noise() -> Probe:
    """Return the probe of noise: one state and one step; action 0 pays 0.3 for sure, action 1 pays 1.5 or -0.5, each half of the time.

    Exact: the actions are worth 0.3 and 0.5. Who clips rewards to [-1, 1] takes action 1 for 0.25 and prefers the sure one; who remembers
    the best or the last of what came takes it for another number, too.
    """
    return Probe({0: {0: [(1.0, 0, 0.3, True)], 1: [(0.5, 0, 1.5, True), (0.5, 0, -0.5, True)]}}, [[1.0]])


for _name in ("Value", "Discount", "Policy", "Credit", "Noise"):
    gym.register(f"probes/{_name}-v0", entry_point=f"rlcourse.environments.probes:{_name.lower()}")
