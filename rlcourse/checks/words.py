"""The words in which tests speak: right, not yet, not attempted yet, each with a sign of its own, and the thought that helps."""

import contextlib
import os
import sys
from collections.abc import Generator
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray

RIGHT, NOT_YET, NOT_ATTEMPTED = "✔ Right:", "✘ Not yet:", "○ Not attempted yet:"
"""How the three kinds of message begin: told apart by sign and by word, without colour and by a screen reader too."""

_MAX_SHOWN = 400
"""Characters of a value that a message shows."""
_thoughts_only = False


class CheckFailedError(AssertionError):
    """A test is not satisfied. Its text is the whole message: notebooks show no traceback of the test around it."""

    for_authors: str = ""
    """What a hidden test keeps from students: expected and actual, or the lines that failed. The bank prints it, and so does a
    notebook in whose environment ``RLCOURSE_FOR_AUTHORS`` is set, as it is when solutions are validated."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [*str(self).splitlines(), *(self.for_authors.splitlines() if os.environ.get("RLCOURSE_FOR_AUTHORS") else [])]


class NotAttemptedError(CheckFailedError):
    """The answer is still the blank stub."""

    def __init__(self, exercise: str) -> None:
        super().__init__(f"{NOT_ATTEMPTED} `{exercise}`. Write your answer in its cell, run that cell, then run this test again.")
        self.exercise = exercise
        """The exercise whose answer is missing: the one that is tested, or one that it builds on."""


def show(value: object) -> str:
    """One readable form for plain values, arrays and tensors, cut where it grows too long."""
    if isinstance(value, torch.Tensor):
        text = f"tensor of shape {tuple(value.shape)}, {value.dtype}: {value.detach().cpu().tolist()}"
    elif isinstance(value, np.ndarray):
        array = cast("NDArray[Any]", value)
        text = f"array of shape {array.shape}, {array.dtype}: {array.tolist()}"
    elif isinstance(value, np.generic):
        text = repr(value.item())
    else:
        text = repr(value)
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + " ..."


def failed(what: str, thought: str, *, expected: str | None = None, actual: str | None = None) -> CheckFailedError:
    """Word a check that failed; inside :func:`thoughts_only` it tells the thought alone."""
    lines = [f"{NOT_YET} {what}"]
    lines += [f"  expected: {expected}"] if expected is not None else []
    lines += [f"  actual:   {actual}"] if actual is not None else []
    if _thoughts_only:
        return hidden_failure(f"✘ A hidden test is not satisfied yet.\n  Think about: {thought}", "\n".join(lines))
    return CheckFailedError("\n".join([*lines, f"  Think about: {thought}"]))


def hidden_failure(text: str, for_authors: str) -> CheckFailedError:
    """What a hidden test raises: students read ``text``, authors the rest too."""
    error = CheckFailedError(text)
    error.for_authors = for_authors
    return error


def are_hidden() -> bool:
    """Whether a hidden test runs, whose numbers must not be told."""
    return _thoughts_only


@contextlib.contextmanager
def thoughts_only() -> Generator[None]:
    """Inside this context a failed check tells its thought alone, and figures that were made are closed unseen."""
    global _thoughts_only
    before, _thoughts_only = _thoughts_only, True
    try:
        yield
    finally:
        _thoughts_only = before
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
