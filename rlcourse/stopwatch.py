"""Where the time of a training loop goes: named stretches of code, added up."""

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager

import torch


def now() -> float:
    """Return a time in seconds, for differences: once an accelerator, where there is one, has done all that it was given.

    With a CPU alone it is CPU time of this process, which other programs on a busy machine do not change. While an accelerator works, the
    process may sleep, so there it is the time of the clock.
    """
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()
        return time.perf_counter()
    return time.process_time()


class Stopwatch:
    """Adds up the time spent in named stretches of code.

    ::

        watch = Stopwatch()
        with watch("act"):
            action = policy(observation)

    Attributes:
        seconds: Seconds (of :func:`now`) by name, in the order of first use. Stretches must not be nested.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Generator[None]:
        """Add the time that the ``with`` block takes to the stretch of this name."""
        start = now()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + now() - start


def table(columns: Mapping[str, Mapping[str, float]], *, per: Mapping[str, float], unit: str) -> str:
    """Format the seconds of several runs side by side, one row for each stretch and a last row with the sum.

    Args:
        columns: Seconds by stretch, for each run: ``{"clear": watch.seconds, ...}``.
        per: What to divide each run's seconds by, its number of environment steps say.
        unit: Name of the quotient, ``"microseconds per step"`` say; the numbers are quotients times one million.

    Raises:
        ValueError: ``per`` does not name the same runs, or holds a number that is not positive.
    """
    if set(per) != set(columns) or min(per.values(), default=1.0) <= 0:
        raise ValueError(f"per is {dict(per)}, expected a positive number for each of {', '.join(columns)}")
    names = list(dict.fromkeys(name for seconds in columns.values() for name in seconds))
    width = max([len(name) for name in [*names, unit, "sum"]])
    lines = [f"{unit:<{width}}" + "".join(f"{run:>14}" for run in columns)]
    for name in names:
        lines.append(f"{name:<{width}}" + "".join(f"{1e6 * columns[run].get(name, 0.0) / per[run]:>14.1f}" for run in columns))
    lines.append(f"{'sum':<{width}}" + "".join(f"{1e6 * sum(columns[run].values()) / per[run]:>14.1f}" for run in columns))
    return "\n".join(lines)
