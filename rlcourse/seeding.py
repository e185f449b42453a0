"""One visible call that makes a run repeatable, and seeds that are far apart."""

import random

import numpy as np
import torch


def seed_everything(seed: int) -> np.random.Generator:
    """Seed Python, NumPy and PyTorch, and return a NumPy generator to draw from.

    Draw from the returned generator (or from one made of it) wherever you can: a generator that is passed on can be read in the code,
    a global one cannot. The global seeds are set for the libraries that use them anyway, such as the initial weights of
    ``torch.nn`` layers. Environments are seeded apart, by ``env.reset(seed=...)``.

    Args:
        seed: Any integer from 0 to ``2**32 - 1``.

    Raises:
        ValueError: The seed is out of that range.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"the seed is {seed}, expected an integer from 0 to 2**32 - 1")
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  the global generator is seeded for code that still uses it
    torch.manual_seed(seed)
    return np.random.default_rng(seed)


def spread(seed: int, n_seeds: int) -> list[int]:
    """Make many seeds of one, so that neighbouring seeds have none in common.

    ``seed + i`` does not: the second world of seed 7 would be the first of seed 8, and two runs that count as independent would share
    nearly all of their worlds.

    Args:
        seed: Any integer from 0 on.
        n_seeds: How many to make. A larger number begins with the same ones.

    Returns:
        Integers from 0 to ``2**64 - 1``.

    Raises:
        ValueError: The seed is negative.

    Source:
        ``numpy.random.SeedSequence`` mixes the bits of its seed, so that one changed bit changes half of the result's.
    """
    if seed < 0:
        raise ValueError(f"the seed is {seed}, expected an integer from 0 on")
    return [int(word) for word in np.random.SeedSequence(seed).generate_state(n_seeds, np.uint64)]
