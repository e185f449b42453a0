"""An answer draws from the generator that it is given, and from no other."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from rlcourse import checks
from rlcourse.checks import CheckFailedError

_own = np.random.default_rng(7)


def _moves_global(rng: np.random.Generator) -> float:
    random.random()
    return float(rng.random())


def _seeds_global(rng: np.random.Generator) -> float:
    np.random.seed(0)  # noqa: NPY002
    return float(rng.random())


WRONG: dict[str, Callable[[Any], object]] = {
    "its own generator": lambda _rng: float(_own.random()),
    "a generator with a fixed seed": lambda _rng: float(np.random.default_rng(0).random()),
    "NumPy's global state": lambda _rng: float(np.random.random()),  # noqa: NPY002
    "both": lambda rng: float(rng.random() + random.random()),
    "moves Python's state": _moves_global,
    "seeds NumPy's state": _seeds_global,
    "torch's global state": lambda _rng: torch.rand(2),
    "none": lambda _rng: 1.0,
}


@pytest.mark.parametrize("why", WRONG)
def test_other_randomness_is_found(why: str) -> None:
    with pytest.raises(CheckFailedError, match=r"\?"):
        checks.draws_only_from_its_generator(WRONG[why], thought="?")


def test_the_generator_alone_is_right() -> None:
    before = random.getstate()
    checks.draws_only_from_its_generator(lambda rng: [rng.random(3), int(rng.integers(2))], thought="?")
    checks.draws_only_from_its_generator(lambda rng: int(rng.integers(2)), thought="?")
    checks.draws_only_from_its_generator(lambda rng: torch.rand(3, generator=rng), kind="torch", thought="?")
    checks.draws_only_from_its_generator(lambda _rng: 1.0, varies=False, thought="?")
    assert random.getstate() == before
