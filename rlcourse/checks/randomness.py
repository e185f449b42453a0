"""Where an answer's random numbers come from: the generator that it was given, and nothing else."""

import ast
import contextlib
import random
from collections.abc import Callable, Generator
from typing import Any, Literal

import numpy as np
import torch

from rlcourse.checks.answers import name_of, text_of
from rlcourse.checks.values import same, snapshot
from rlcourse.checks.words import failed

_TRIES = 8
"""Seeds of which one must give another result."""

_MAKERS = frozenset(
    (
        *("default_rng", "Generator", "RandomState", "SeedSequence", "Random", "spawn", "manual_seed"),
        *("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"),
    )
)
"""Calls that make a generator, or seed one."""


def _global_states() -> tuple[object, object, object]:
    return random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002  an answer may draw from it


@contextlib.contextmanager
def _restored() -> Generator[None]:
    python, numpy, pytorch = random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        torch.set_rng_state(pytorch)


def _seed_globals(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    torch.manual_seed(seed)


def draws_only_from_its_generator(
    call: Callable[[Any], object], *, kind: Literal["numpy", "torch"] = "numpy", varies: bool = True, thought: str
) -> None:
    """Check that what a call returns depends on the generator that it is given, and on no other randomness.

    The global states of Python, NumPy and PyTorch are neither moved nor of influence; the same state of the generator gives the same
    result; and of eight other states at least one gives another result.

    Args:
        call: Takes a generator and returns what the answer returned, as data: ``lambda rng: checks.attempt(draw, policy, rng)``. It makes
            all other arguments afresh at each call.
        kind: ``"numpy"`` for ``np.random.Generator``, ``"torch"`` for ``torch.Generator`` on the CPU.
        varies: Whether other states of the generator must give other results.
        thought: The question that helps to the next attempt.
    """

    def generator(seed: int) -> object:
        return np.random.default_rng(seed) if kind == "numpy" else torch.Generator().manual_seed(seed)

    with _restored():
        results: list[object] = []
        for global_seed in (1, 2):
            _seed_globals(global_seed)
            before = _global_states()
            results.append(snapshot(call(generator(0))))
            if not same(list(before), list(_global_states())):
                raise failed("a global random state, which your function moved", thought)
        if not same(results[0], results[1]):
            raise failed("two calls with generators in the same state, which gave different results", thought)
        if varies and all(same(results[0], snapshot(call(generator(seed)))) for seed in range(1, _TRIES + 1)):
            raise failed("calls with generators in different states, which all gave the same result", thought)


def makes_no_generator(answer: object, *, thought: str) -> None:
    """Check that an answer makes no generator of its own, not even from the one that it is given, and seeds none.

    Its text is read: the function or class, and the functions and classes beside it whose names it uses, whatever they are called. What
    else stands in its cell (a quick try) does not count.

    Args:
        answer: The student's function or class.
        thought: The question that helps to the next attempt.
    """
    parts = {node.name: node for node in text_of(answer).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    reached, left = set[str](), [name_of(answer)]
    while left:
        name = left.pop()
        if name in reached or name not in parts:
            continue
        reached.add(name)
        nodes = list(ast.walk(parts[name]))
        left += [node.id for node in nodes if isinstance(node, ast.Name)]
        called = [node.func for node in nodes if isinstance(node, ast.Call)]
        named = {function.id for function in called if isinstance(function, ast.Name)} - parts.keys()
        if _MAKERS & (named | {function.attr for function in called if isinstance(function, ast.Attribute)}):
            raise failed("a generator that your code makes or seeds itself", thought)
