"""An answer draws from the generator that it is given, and from no other."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from rlcourse import checks
from rlcourse.checks import CheckFailedError
from tests.rlcourse.checks.a_notebook import Notebook

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


MAKERS = {
    "from a draw": "def mine(rng):\n    own = np.random.default_rng(int(rng.integers(9)))\n    return own.random()",
    "spawned": "def mine(rng):\n    return rng.spawn(1)[0].random()",
    "in a helper": "def _dice(seed):\n    return random.Random(seed)\ndef mine(rng):\n    return _dice(int(rng.integers(9))).random()",
    "in a method": "class mine:\n    def __init__(self, seed):\n        self.dice = torch.Generator().manual_seed(seed)",
    "in a class called like one": "class Random:\n    def __init__(self, rng): self.own = rng.spawn(1)\ndef mine(rng): return Random(rng)",
    "by name": "from numpy.random import default_rng\ndef mine(rng):\n    return default_rng(1).random()",
}

MAKES_NONE = {
    "plain": "def mine(rng: np.random.Generator) -> float:\n    return rng.random()",
    "seeds an environment": "def mine(env, rng):\n    return env.reset(seed=int(rng.integers(2**31)))",
    "a quick try beside it": "def mine(rng):\n    return rng.random()\nmine(np.random.default_rng(0))",
    "another function beside it": "def mine(rng):\n    return rng.random()\ndef tried():\n    return np.random.default_rng(1)",
    "a class called like one": "class Random:\n    def __init__(self, rng): self.days = rng.random()\ndef mine(rng): return Random(rng)",
    "names alone": "def mine(default_rng):\n    spawn = default_rng.random()\n    return spawn",
}


@pytest.mark.parametrize("why", MAKERS)
def test_a_generator_made_from_the_given_one_is_found(why: str) -> None:
    notebook = Notebook()
    notebook.run("import random\nimport numpy as np\nimport torch")
    notebook.run(MAKERS[why])
    with pytest.raises(CheckFailedError, match=r"\?"):
        checks.makes_no_generator(notebook.names["mine"], thought="?")


@pytest.mark.parametrize("why", MAKES_NONE)
def test_nobody_is_accused_of_making_a_generator(why: str) -> None:
    notebook = Notebook()
    notebook.run("import numpy as np")
    notebook.run(MAKES_NONE[why])
    checks.makes_no_generator(notebook.names["mine"], thought="?")
