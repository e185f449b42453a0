"""The global random states of Python, NumPy and torch: a test's go to the answer with each call; back comes only which of them moved.

A state that a student's process chose is never put into the test's world. Where an answer drew from a global generator, the test's own is
moved on by a draw, so that a test that watches the global states sees it.
"""

import _random
import ctypes
import random
from typing import Any, cast

import numpy as np
import torch

from coursetools.grader.worlds import states

States = tuple[Any, Any, Any]
_MERSENNE = 625 * 4
"""Bytes of a Mersenne twister: its words, and the place among them."""


def look() -> States:
    """The three states, to be compared: quick to take, since each message asks for them."""
    return _pythons(), _numpys(), torch.default_generator.get_state().numpy().tobytes()


def _pythons() -> Any:
    """The state of Python's global generator, from its memory: its own getter makes 625 numbers of it."""
    generator: Any = getattr(random.random, "__self__", None)
    if not isinstance(generator, _random.Random):
        return random.getstate()
    words = ctypes.string_at(id(generator) + object.__basicsize__, _random.Random.__basicsize__ - object.__basicsize__)
    return words, getattr(generator, "gauss_next", None)


def _numpys() -> Any:
    """The state of NumPy's global generator. Its own getter takes longer than all else that a message costs, so the memory is read."""
    generator: Any = cast("Any", np.random).get_bit_generator()
    if type(generator) is not np.random.MT19937:
        return repr(generator.state)
    return ctypes.string_at(generator.ctypes.state_address, _MERSENNE)


def now() -> States:
    """The three states, as plain data."""
    version, words, gauss = random.getstate()
    return (version, words, gauss), states.plain(np.random.get_state(legacy=False)), states.numbers(torch.get_rng_state())  # noqa: NPY002


def put(found: States) -> None:
    """Put all three states back."""
    python, numpy, pytorch = found
    random.setstate(python)
    np.random.set_state(states.unplain(numpy))  # noqa: NPY002
    torch.set_rng_state(states.tensor_of(pytorch, torch.uint8, (len(pytorch),)))


def moved(before: States | None) -> list[bool]:
    """Which of the three states are not what they were when somebody looked."""
    return [False] * 3 if before is None else [one != other for one, other in zip(before, look(), strict=True)]


def move(which: object) -> None:
    """Draw once from each of the generators that the other side moved."""
    flags = cast("list[Any]", which) if type(which) is list else []
    draws = (random.random, np.random.random, lambda: torch.rand(1))
    for flag, draw in zip(flags, draws, strict=False):
        if flag is True:
            draw()
