"""The one rollout over vector environments: which rows of a step are real, and where each episode ended.

Gymnasium's vector environments start finished sub-environments again by themselves. By default (``AutoresetMode.NEXT_STEP``) that happens
one step late: after a ``terminated`` or ``truncated`` row, the next call of ``step`` ignores that row's action, resets the sub-environment
and returns reward 0 with the first observation of the new episode. Such a row is no transition: an agent that stores it learns that a
fallen pole leaps back upright. :class:`Rollout` marks these rows, and every part of the course collects its data through it.
"""

from typing import Any, NamedTuple, TypeAlias

import gymnasium as gym
import numpy as np
from gymnasium.vector import AsyncVectorEnv, AutoresetMode, SyncVectorEnv, VectorEnv
from numpy.typing import NDArray

from rlcourse import seeding

AnyVectorEnv: TypeAlias = VectorEnv[Any, Any, Any]
"""A vector environment of any observation and action type."""

LONGEST_EPISODE = 30_000
"""Steps after which an episode that is played to its end is given up as endless. Atari's longest have 27,000."""


class Step(NamedTuple):
    """What one vector step gave; all arrays have one row for each sub-environment.

    Where ``valid`` is False the row is a reset, not a transition: call :meth:`kept` to have the real rows alone, or use the mask where
    arrays of a fixed shape are wanted (advantages over ``[n_steps, n_envs]``, for example).
    """

    observations: NDArray[Any]
    """What the policy saw, shape ``[n_envs, ...]``."""
    actions: NDArray[Any]
    """What it did, shape ``[n_envs, ...]``."""
    rewards: NDArray[np.float32]
    """Shape ``[n_envs]``."""
    next_observations: NDArray[Any]
    """What followed in the same episode (its last observation where it ended), shape ``[n_envs, ...]``."""
    terminated: NDArray[np.bool_]
    """The task itself ended: nothing comes after, do not bootstrap. Shape ``[n_envs]``."""
    truncated: NDArray[np.bool_]
    """Only the step limit was reached: the next observation keeps its value, bootstrap. Shape ``[n_envs]``."""
    valid: NDArray[np.bool_]
    """The row is a real transition. Shape ``[n_envs]``."""
    returns: NDArray[np.float64]
    """Undiscounted sum of the episode's rewards up to and with this step: where it ended, its return. Shape ``[n_envs]``."""

    def kept(self) -> "Step":
        """The same step with its real transitions alone: ``n_envs`` rows or fewer."""
        return self if self.valid.all() else self.rows(self.valid)

    def rows(self, chosen: slice | NDArray[np.bool_]) -> "Step":
        """The same step for some of the sub-environments alone."""
        return Step(
            self.observations[chosen],
            self.actions[chosen],
            self.rewards[chosen],
            self.next_observations[chosen],
            self.terminated[chosen],
            self.truncated[chosen],
            self.valid[chosen],
            self.returns[chosen],
        )


class Episodes(NamedTuple):
    """The episodes that ended so far, in the order of their ends; arrays of shape ``[n_episodes]``."""

    returns: NDArray[np.float64]
    """Undiscounted sum of rewards."""
    lengths: NDArray[np.int64]
    """Number of steps."""
    ended_at: NDArray[np.int64]
    """Number of real steps that the whole rollout had taken when the episode ended."""


class Rollout:
    """Steps a vector environment, keeps resets out of the data and books the episodes.

    Discrete actions are counted from 0 here, whatever number the environment begins with (``Discrete(n, start=k)``): an agent's network
    has outputs 0 to ``n - 1``.

    Args:
        env: A vector environment whose autoreset mode is ``NEXT_STEP`` (gymnasium's default) or ``SAME_STEP``.
        seed: Seed of the first reset. Two rollouts of different seeds have no sub-environment in common.

    Attributes:
        observations: What the policy has to act on now, shape ``[n_envs, ...]``.
        n_steps: Number of real transitions so far, all sub-environments together (resets are not counted).

    Raises:
        ValueError: The environment does not reset by itself, or does not say how.
    """

    def __init__(self, env: AnyVectorEnv, *, seed: int) -> None:
        mode = env.metadata.get("autoreset_mode")
        if mode not in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
            raise ValueError(f"the vector environment's autoreset mode is {mode}, expected AutoresetMode.NEXT_STEP or SAME_STEP")
        self.env = env
        self.n_envs = env.num_envs
        self.n_steps = 0
        # Gymnasium gives copies that each have a generator the seeds seed, seed + 1, ...: neighbouring seeds would share copies.
        seeds: Any = seeding.spread(seed, env.num_envs) if isinstance(env.unwrapped, SyncVectorEnv | AsyncVectorEnv) else seed
        self.observations: NDArray[Any] = env.reset(seed=seeds)[0]
        space = env.single_action_space
        self._first_action = int(space.start) if isinstance(space, gym.spaces.Discrete) else 0
        self._same_step = mode == AutoresetMode.SAME_STEP
        self._resets_next = np.zeros(self.n_envs, dtype=np.bool_)
        self._returns = np.zeros(self.n_envs, dtype=np.float64)
        self._lengths = np.zeros(self.n_envs, dtype=np.int64)
        self._finished: list[tuple[float, int, int]] = []

    def step(self, actions: NDArray[Any]) -> Step:
        """Take one action in each sub-environment.

        Args:
            actions: Shape ``[n_envs]`` (discrete, counted from 0) or ``[n_envs, n_action_dimensions]``. Rows of sub-environments that are
                about to reset are ignored.
        """
        observations = self.observations
        following, rewards, terminated, truncated, info = self.env.step(actions + self._first_action if self._first_action else actions)
        valid = ~self._resets_next
        done = terminated | truncated
        next_observations = following
        if self._same_step:  # `following` already holds the next episode's first observation
            if done.any():
                next_observations = following.copy()
                for row in np.flatnonzero(done):
                    next_observations[row] = info["final_obs"][row]
        else:
            self._resets_next = done
        self.observations = following
        self.n_steps += int(np.count_nonzero(valid))
        self._returns = self._returns + rewards  # a reset's reward is 0
        self._lengths += valid
        returns = self._returns
        if done.any():
            self._finished += [(float(returns[row]), int(self._lengths[row]), self.n_steps) for row in np.flatnonzero(done)]
            self._returns = np.where(done, 0.0, returns)
            self._lengths[done] = 0
        return Step(observations, actions, np.asarray(rewards, dtype=np.float32), next_observations, terminated, truncated, valid, returns)

    def refuse_endless(self, limit: int = LONGEST_EPISODE) -> None:
        """Stop whoever waits for the end of an episode that does not come.

        Raises:
            ValueError: An episode has taken ``limit`` steps and is not over.
        """
        if self._lengths.max() >= limit:
            name = self.env.spec.id if self.env.spec is not None else str(self.env)
            raise ValueError(
                f"an episode of {name} is not over after {limit} steps, expected episodes that end: "
                f"make the environment with a step limit, max_episode_steps=1_000 for example"
            )

    def episodes(self) -> Episodes:
        """The episodes that ended so far."""
        table = np.array(self._finished, dtype=np.float64).reshape(-1, 3)
        return Episodes(table[:, 0], table[:, 1].astype(np.int64), table[:, 2].astype(np.int64))


def make(env_id: str, n_envs: int, **options: Any) -> AnyVectorEnv:
    """Make ``n_envs`` copies of an environment that one call steps.

    Environments with a vectorised form of their own (CartPole-v1) use it: all copies are stepped by a few array operations. The others are
    stepped one after another in this process.

    Args:
        env_id: Gymnasium's name of the environment.
        n_envs: Number of copies, at least 1.
        options: Arguments for the environment, ``render_mode="rgb_array"`` for example.

    Raises:
        ValueError: ``n_envs`` is less than 1.
    """
    if n_envs < 1:
        raise ValueError(f"n_envs is {n_envs}, expected at least 1")
    return gym.make_vec(env_id, num_envs=n_envs, **options)


def sizes_of(envs: AnyVectorEnv) -> tuple[int, int]:
    """Number of features of an observation, and of actions.

    Raises:
        ValueError: The observations are no vectors, or the actions are not discrete.
    """
    shape, space = envs.single_observation_space.shape, envs.single_action_space
    if not isinstance(space, gym.spaces.Discrete) or shape is None or len(shape) != 1:
        raise ValueError(f"the environment has observations of shape {shape} and actions {space}, expected a vector and Discrete")
    return shape[0], int(space.n)
