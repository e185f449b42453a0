"""Shifts every seed of the process that installs it, so that claims can be held against other random numbers than their author saw.

The kernels of ``validate --seed-offset K`` load it before the first cell; no notebook and no student's code knows of it.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any, cast

STRIDE = 100_003
"""How far apart two offsets are: notebooks count their seeds up from 0, and the ranges must not overlap."""


def install(offset: int) -> None:
    """Shift what seeds the generators of Python, NumPy, PyTorch and Gymnasium (environments and spaces) by ``offset`` strides."""
    import gymnasium.utils.seeding
    import numpy as np
    import torch

    def shifted(seed: object, limit: int = 2**63) -> Any:
        """A seed that is an integer, or begins with one, moved on; whatever else there is, a generator or None, stays."""
        if isinstance(seed, bool):
            return seed
        if isinstance(seed, int | np.integer):
            return (int(seed) + offset * STRIDE) % limit
        if isinstance(seed, Sequence | np.ndarray) and len(seed) > 0:
            first, *rest = cast("Sequence[object]", seed)
            return [shifted(first), *rest]
        return seed

    def shifting(function: Callable[..., Any], limit: int = 2**63) -> Callable[..., Any]:
        def call(seed: object = None) -> Any:
            return function(shifted(seed, limit))

        return call

    seed_random = random.Random.seed

    def seed_random_shifted(self: random.Random, a: Any = None, version: int = 2) -> None:
        seed_random(self, shifted(a) if isinstance(a, int) else a, version)

    random.Random.seed = seed_random_shifted
    random.seed = cast("Any", random)._inst.seed  # a bound method of the function that was there before

    np.random.default_rng = cast("Any", shifting(np.random.default_rng))
    np.random.seed = shifting(np.random.seed, 2**32)

    torch.manual_seed = torch.random.manual_seed = cast("Any", shifting(torch.manual_seed))

    generator = torch.Generator

    class AnyGenerator(type(generator)):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, generator)  # PyTorch's default generator is no instance of the class below

    class Generator(generator, metaclass=AnyGenerator):
        def manual_seed(self, seed: int) -> torch.Generator:
            return super().manual_seed(shifted(seed))

    torch.Generator = Generator

    np_random = gymnasium.utils.seeding.np_random

    def np_random_shifted(seed: int | None = None) -> tuple[np.random.Generator, int]:
        rng, drawn = np_random(shifted(seed))
        return rng, drawn if seed is None else seed  # an environment still says which seed it was given

    gymnasium.utils.seeding.np_random = np_random_shifted
