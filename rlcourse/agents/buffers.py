"""A replay buffer that is fast because it never allocates: one array for each column, filled in a circle. And n-step transitions for it."""

from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import DTypeLike, NDArray

from rlcourse.environments.vector import Step


class Batch(NamedTuple):
    """Transitions drawn for one update: tensors on the device, one row for each transition."""

    observations: torch.Tensor
    """Shape ``[batch, *observation_shape]``, of the dtype that is stored."""
    actions: torch.Tensor
    """Shape ``[batch]``, int64."""
    rewards: torch.Tensor
    """Shape ``[batch]``, float32."""
    next_observations: torch.Tensor
    """Shape ``[batch, *observation_shape]``, of the dtype that is stored."""
    terminated: torch.Tensor
    """Shape ``[batch]``, float32: 1 where the bootstrap is cut, 0 elsewhere (a truncated step too)."""
    n_rewards: torch.Tensor
    """Shape ``[batch]``, float32: how many steps lie between the two observations; 1 unless :class:`NStep` joined several."""


class Replay:
    """The last ``capacity`` transitions, for discrete actions.

    Args:
        capacity: Number of transitions to remember; the oldest give way.
        observation_shape: Shape of one observation, ``env.single_observation_space.shape``.
        device: Where :meth:`sample` puts its tensors. The store itself stays in main memory.
        observation_dtype: What observations are stored as; ``uint8`` for images.

    Raises:
        ValueError: The capacity is less than 1.
    """

    def __init__(
        self,
        capacity: int,
        observation_shape: Sequence[int],
        *,
        device: torch.device | str = "cpu",
        observation_dtype: DTypeLike = np.float32,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"the capacity is {capacity}, expected at least 1")
        self.capacity = capacity
        self.device = torch.device(device)
        self._observations = np.zeros((capacity, *observation_shape), dtype=observation_dtype)
        self._next_observations = np.zeros_like(self._observations)
        self._actions = np.zeros(capacity, dtype=np.int64)
        self._rewards = np.zeros(capacity, dtype=np.float32)
        self._terminated = np.zeros(capacity, dtype=np.float32)
        self._n_rewards = np.ones(capacity, dtype=np.float32)
        self._next = 0
        self._size = 0

    def __len__(self) -> int:
        """Number of transitions that are stored."""
        return self._size

    def add(self, step: Step, n_rewards: NDArray[np.int64] | int = 1) -> None:
        """Store the real transitions of a vector step (rows that are resets are left out).

        Args:
            step: What the vector environments gave, or what :meth:`NStep.add` made of it.
            n_rewards: Number of steps that each row joins, shape ``[n_envs]``, or one number for all.

        Raises:
            ValueError: There are more of them than the buffer holds.
        """
        if not step.valid.all():
            n_rewards = n_rewards if isinstance(n_rewards, int) else n_rewards[step.valid]
            step = step.kept()
        n = len(step.rewards)
        if n > self.capacity:
            raise ValueError(f"{n} transitions came at once, expected at most the capacity of {self.capacity}")
        end = self._next + n
        # One slice where the rows fit before the end of the circle, else a list of places that goes round it.
        where: slice | NDArray[np.int64] = slice(self._next, end) if end <= self.capacity else np.arange(self._next, end) % self.capacity
        self._observations[where] = step.observations
        self._actions[where] = step.actions
        self._rewards[where] = step.rewards
        self._next_observations[where] = step.next_observations
        self._terminated[where] = step.terminated
        self._n_rewards[where] = n_rewards
        self._next = end % self.capacity
        self._size = min(self._size + n, self.capacity)

    def sample(self, batch_size: int, rng: np.random.Generator) -> Batch:
        """Draw transitions uniformly, with replacement.

        Raises:
            ValueError: Nothing is stored yet.
        """
        if not self._size:
            raise ValueError("the buffer is empty, expected at least one transition before a sample is drawn")
        rows = rng.integers(self._size, size=batch_size)
        return Batch(
            self._take(self._observations, rows),
            self._take(self._actions, rows),
            self._take(self._rewards, rows),
            self._take(self._next_observations, rows),
            self._take(self._terminated, rows),
            self._take(self._n_rewards, rows),
        )

    def _take(self, column: NDArray[Any], rows: NDArray[np.int64]) -> torch.Tensor:
        return torch.from_numpy(column.take(rows, axis=0)).to(self.device)  # `to` copies nothing on the CPU


class NStep:
    """Joins ``n_steps`` successive steps of each sub-environment into one transition, for n-step targets.

    Such a transition leads from :math:`S_t` to :math:`S_{t+n}` and carries the discounted sum of the rewards between. Where the episode
    ends on the way it is shorter: nothing of the next episode enters. Source: Sutton and Barto, section 7.1.

    Args:
        n_steps: Number of rewards to sum, at least 1.
        gamma: Discount factor.

    Raises:
        ValueError: ``n_steps`` is less than 1.
    """

    def __init__(self, n_steps: int, gamma: float) -> None:
        if n_steps < 1:
            raise ValueError(f"n_steps is {n_steps}, expected at least 1")
        self.gamma = gamma
        self._recent: deque[Step] = deque(maxlen=n_steps)

    def add(self, step: Step) -> tuple[Step, NDArray[np.int64]] | None:
        """Take the next vector step, and return the transitions that begin ``n_steps - 1`` steps earlier.

        Args:
            step: One row for each sub-environment, resets included, so that each row goes on where it stood.

        Returns:
            The joined transitions and how many rewards each sums, shape ``[n_envs]``; ``None`` until enough steps came.
        """
        self._recent.append(step)
        if len(self._recent) < (self._recent.maxlen or 1):
            return None
        first, *later = self._recent
        if not later:
            return first, np.ones(len(first.rewards), dtype=np.int64)
        rewards, following = first.rewards.copy(), first.next_observations.copy()
        terminated, truncated = first.terminated.copy(), first.truncated.copy()
        n_rewards = np.ones(len(rewards), dtype=np.int64)
        for n_before, after in enumerate(later, start=1):
            goes_on = ~(terminated | truncated)
            rewards[goes_on] += self.gamma**n_before * after.rewards[goes_on]
            following[goes_on] = after.next_observations[goes_on]
            terminated[goes_on], truncated[goes_on] = after.terminated[goes_on], after.truncated[goes_on]
            n_rewards += goes_on
        return first._replace(rewards=rewards, next_observations=following, terminated=terminated, truncated=truncated), n_rewards
