"""How much computing a run may use: ``short`` for students and CI, ``long`` for the full experiment."""

import os
from typing import Literal, TypeAlias, TypeVar, cast, get_args

Budget: TypeAlias = Literal["short", "long"]
"""``short`` reaches the result that a part promises in about a minute wherever that can be had; ``long`` is the full experiment."""

T = TypeVar("T")


def current() -> Budget:
    """Return the budget that the environment variable ``RLCOURSE_BUDGET`` names (``short`` where it is not set).

    Raises:
        ValueError: The variable holds another word.
    """
    value = os.environ.get("RLCOURSE_BUDGET", "short")
    if value not in get_args(Budget):
        raise ValueError(f"RLCOURSE_BUDGET is {value!r}, expected one of {', '.join(get_args(Budget))}")
    return cast("Budget", value)


def pick(*, short: T, long: T) -> T:
    """Return the value that belongs to the current budget: ``n_seeds = budgets.pick(short=5, long=30)``."""
    return short if current() == "short" else long
