"""A replay buffer that is fast because it never allocates: one array for each column, filled in a circle."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import DTypeLike, NDArray

from rlcourse.vector import Step


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
        self._next = 0
        self._size = 0

    def __len__(self) -> int:
        """Number of transitions that are stored."""
        return self._size

    def add(self, step: Step) -> None:
        """Store the real transitions of a vector step (rows that are resets are left out).

        Raises:
            ValueError: There are more of them than the buffer holds.
        """
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
        )

    def _take(self, column: NDArray[Any], rows: NDArray[np.int64]) -> torch.Tensor:
        return torch.from_numpy(column.take(rows, axis=0)).to(self.device)  # `to` copies nothing on the CPU
