"""Gymnasium's Pendulum-v1 in a vectorised form: all copies are stepped by a few array operations.

Gymnasium has no such form, and steps copies of Pendulum one after another. This one gives the same numbers, up to rounding, and is
registered as ``rlcourse/Pendulum-v1``: ``vector.make("rlcourse/Pendulum-v1", 16)`` makes sixteen copies. A single one,
``gym.make("rlcourse/Pendulum-v1")``, is Gymnasium's own, so that agents are judged on what everybody else has.

The pendulum hangs on a motor that is too weak to lift it in one go. An observation is ``(cos, sin, speed)`` of its angle, which is 0 where
it stands upright; the action is a torque from -2 to 2; the reward is minus a cost of being off the top, of speed and of torque, from about
-16.3 to 0 a step. No state ends an episode: each is **truncated** after 200 steps.

Source: Gymnasium's ``gymnasium/envs/classic_control/pendulum.py``, version 1.4.
"""

from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

ENV_ID = "rlcourse/Pendulum-v1"
MAX_SPEED = 8.0
"""Radians in a second."""
MAX_TORQUE = 2.0
SECONDS = 0.05
"""Time from one step to the next."""
GRAVITY, MASS, LENGTH = 10.0, 1.0, 1.0
FARTHEST = np.array([np.pi, 1.0])
"""Angle and speed of a new episode are uniform from minus these to these."""


class VectorPendulum(VectorEnv[NDArray[np.float32], NDArray[np.float32], NDArray[Any]]):
    """Copies of Pendulum-v1 that one call steps. The call after an episode's end resets that copy, ignores its action and gives reward 0.

    Args:
        num_envs: Number of copies, at least 1.
        max_episode_steps: Steps after which an episode is truncated, at least 1.

    Attributes:
        state: Angle (0 is upright, not wrapped) and speed in radians a second, shape ``[num_envs, 2]``, float64. To write into it is to
            move the pendulums.

    Raises:
        ValueError: ``num_envs`` or ``max_episode_steps`` is less than 1.
    """

    metadata: dict[str, Any] = {"render_modes": [], "autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012  as Gymnasium's is

    def __init__(self, num_envs: int = 1, max_episode_steps: int = 200) -> None:
        for name, number in (("num_envs", num_envs), ("max_episode_steps", max_episode_steps)):
            if number < 1:
                raise ValueError(f"{name} is {number}, expected at least 1")
        self.num_envs = num_envs
        self.max_episode_steps = max_episode_steps
        highest = np.array([1.0, 1.0, MAX_SPEED], dtype=np.float32)
        self.single_observation_space = spaces.Box(-highest, highest, dtype=np.float32)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.single_action_space = spaces.Box(-MAX_TORQUE, MAX_TORQUE, shape=(1,), dtype=np.float32)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.state: NDArray[np.float64] = np.zeros((num_envs, 2))
        self._steps = np.zeros(num_envs, dtype=np.int64)
        self._resets_next = np.zeros(num_envs, dtype=np.bool_)

    def reset(
        self,
        *,
        seed: int | None = None,
        options: dict[str, Any] | None = None,  # noqa: ARG002  Gymnasium's interface
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Begin an episode in each copy.

        Args:
            seed: Seeds the one generator that all copies share; ``None`` goes on with it.
            options: Not used.

        Returns:
            Observations ``[num_envs, 3]`` and an empty dictionary.
        """
        super().reset(seed=seed)
        self.state = self._beginnings(self.num_envs)
        self._steps[:] = 0
        self._resets_next[:] = False
        return self._observations(), {}

    def step(
        self, actions: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Take one action in each copy.

        Args:
            actions: Torques ``[num_envs, 1]``; what is beyond 2 counts as 2.

        Returns:
            Observations ``[num_envs, 3]``, rewards, terminated (never), truncated, each ``[num_envs]``, and an empty dictionary.

        Raises:
            ValueError: The actions have another shape.
        """
        if actions.shape != (self.num_envs, 1):
            raise ValueError(f"the actions have the shape {actions.shape}, expected {(self.num_envs, 1)}")
        angles, speeds = self.state.T
        torques = np.clip(actions[:, 0], -MAX_TORQUE, MAX_TORQUE)
        from_top = (angles + np.pi) % (2 * np.pi) - np.pi
        rewards = -(from_top**2 + 0.1 * speeds**2 + 0.001 * (torques**2))
        pull = 3 * GRAVITY / (2 * LENGTH) * np.sin(angles) + 3.0 / (MASS * LENGTH**2) * torques
        new_speeds = np.clip(speeds + pull * SECONDS, -MAX_SPEED, MAX_SPEED)
        self.state = np.stack((angles + new_speeds * SECONDS, new_speeds), axis=1)
        self._steps += 1
        resets = self._resets_next
        if resets.any():
            self.state[resets] = self._beginnings(int(resets.sum()))
            self._steps[resets] = 0
            rewards[resets] = 0.0
        truncated = self._steps >= self.max_episode_steps
        self._resets_next = truncated
        return self._observations(), rewards, np.zeros(self.num_envs, dtype=np.bool_), truncated.copy(), {}

    def _beginnings(self, n: int) -> NDArray[np.float64]:
        """States of ``n`` new episodes, shape ``[n, 2]``."""
        return self.np_random.uniform(low=-FARTHEST, high=FARTHEST, size=(n, 2))

    def _observations(self) -> NDArray[np.float32]:
        """What is seen of the states, shape ``[num_envs, 3]``."""
        angles, speeds = self.state.T
        return np.stack((np.cos(angles), np.sin(angles), speeds), axis=1).astype(np.float32)


gym.register(
    ENV_ID,
    entry_point="gymnasium.envs.classic_control.pendulum:PendulumEnv",
    vector_entry_point="rlcourse.environments.pendulum:VectorPendulum",
    max_episode_steps=200,
)
