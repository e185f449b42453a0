"""Small worlds that several tests train in; importing this module registers them with Gymnasium."""

from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import DTypeLike, NDArray

from rlcourse.environments.probes import Probe


class Odd(gym.Env[NDArray[Any], np.int64]):
    """An episode of two steps; seen is 0, 1 or 2 and a 1, in any dtype; actions are numbered from any number on, the last one pays.

    Args:
        dtype: Of the observations.
        start: The first action's number.
    """

    def __init__(self, dtype: DTypeLike = np.float32, start: int = 0) -> None:
        self.observation_space = gym.spaces.Box(0, 2, (2,), np.dtype(dtype).type)
        self.action_space = gym.spaces.Discrete(3, start=start)
        self.pays = start + 2
        self.number = 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[NDArray[Any], dict[str, Any]]:
        super().reset(seed=seed, options=options)
        self.number = 0
        return self._seen(), {}

    def step(self, action: np.int64) -> tuple[NDArray[Any], float, bool, bool, dict[str, Any]]:
        assert self.action_space.contains(action), action
        self.number += 1
        return self._seen(), float(action == self.pays), self.number == 2, False, {}

    def _seen(self) -> NDArray[Any]:
        return np.array([self.number, 1], dtype=self.observation_space.dtype)


def long_or_short() -> Probe:
    """Return a choice between ten steps that bring 0.5 each (action 0) and a single one that brings 1 (action 1)."""
    table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {0: {0: [(1.0, 1, 0.5, False)], 1: [(1.0, 0, 1.0, True)]}}
    for state in range(1, 10):
        way = [(1.0, min(state + 1, 9), 0.5, state == 9)]
        table[state] = {0: way, 1: way}
    return Probe(table, [[1.0, 0.0], *([0.0, state / 9] for state in range(1, 10))])


def endless() -> Probe:
    """Return a world in which nothing ever ends."""
    way = [(1.0, 0, 0.0, False)]
    return Probe({0: {0: way, 1: way}}, [[1.0]])


for _dtype in ("float32", "float64", "uint8", "int64"):
    for _start in (0, 7):
        gym.register(f"tests/Odd-{_dtype}-{_start}-v0", entry_point="tests.rlcourse.worlds:Odd", kwargs={"dtype": _dtype, "start": _start})
gym.register("tests/LongOrShort-v0", entry_point="tests.rlcourse.worlds:long_or_short")
gym.register("tests/Endless-v0", entry_point="tests.rlcourse.worlds:endless")
