"""How good a policy is: greedy, seeded, in environments of its own."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rlcourse.environments import vector

Policy: TypeAlias = Callable[[NDArray[Any]], NDArray[Any]]
"""Takes a batch of observations ``[n, ...]`` and returns a batch of actions ``[n]`` or ``[n, n_action_dimensions]``."""


def returns_of(
    policy: Policy,
    env_id: str,
    *,
    seed: int,
    n_episodes: int = 100,
    n_envs: int | None = None,
    longest_episode: int = vector.LONGEST_EPISODE,
    **options: Any,
) -> NDArray[np.float64]:
    """Play episodes with a policy in fresh environments, and return what each episode gave.

    Every sub-environment plays the same number of episodes. (To run several side by side and take the first ``n_episodes`` that end would
    favour short episodes: the mean return comes out too low where episodes are long because they are good.)

    Args:
        policy: Must be the greedy policy: no exploration belongs into an evaluation. Discrete actions are counted from 0.
        env_id: Gymnasium's name of the environment.
        seed: Seed of the environments. Take another one than any that training saw.
        n_episodes: Number of episodes.
        n_envs: Number of copies that run side by side, a divisor of ``n_episodes``; all of them by default.
        longest_episode: Steps after which an episode counts as endless.
        options: Arguments for the environment, ``max_episode_steps`` for example.

    Returns:
        Undiscounted returns, shape ``[n_episodes]``, grouped by sub-environment.

    Raises:
        ValueError: ``n_episodes`` is less than 1, or not a multiple of ``n_envs``; or an episode does not end.
    """
    width = n_episodes if n_envs is None else n_envs
    if n_episodes < 1 or width < 1 or n_episodes % width:
        raise ValueError(f"n_episodes is {n_episodes} and n_envs is {width}, expected positive numbers, the first a multiple of the second")
    quota = n_episodes // width
    returns = np.zeros((width, quota))
    played = np.zeros(width, dtype=np.int64)
    env = vector.make(env_id, width, **options)
    try:
        rollout = vector.Rollout(env, seed=seed)
        while played.min() < quota:
            step = rollout.step(policy(rollout.observations))
            for row in np.flatnonzero(step.terminated | step.truncated):
                if played[row] < quota:
                    returns[row, played[row]] = step.returns[row]
                    played[row] += 1
            rollout.refuse_endless(longest_episode)
    finally:
        env.close()
    return returns.reshape(-1)
