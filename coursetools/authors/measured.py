"""Waits for a process and says what it cost: CPU seconds of it and of all processes that it waited for in its turn."""

import os
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a process ended."""

    status: int
    """Exit status; negative where a signal ended it."""
    cpu_seconds: float | None
    """CPU seconds of the process and its descendants; ``None`` where the system does not say (Windows)."""


KERNEL_COST = "cost.json"
"""File in which :mod:`coursetools.authors.nbval_watch` tells :mod:`coursetools.authors.validate` what a kernel cost."""


@dataclass(frozen=True)
class Cost:
    """What processes cost that this one started and waited for."""

    cpu_seconds: float
    peak_mb: float
    """Resident memory of the largest of them, in MB."""


def children() -> Cost | None:
    """The cost of all processes that this one waited for, and of theirs; ``None`` where the system does not say (Windows)."""
    if sys.platform == "win32":
        return None
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB here
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def wait(process: subprocess.Popen[str]) -> Ended:
    """Wait for a process to end. Its output must go to a file, or have been read already."""
    if sys.platform == "win32":
        return Ended(process.wait(), None)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(process.returncode, usage.ru_utime + usage.ru_stime)


def one_thread() -> dict[str, str]:
    """The environment of this process, less threads: what one process of several that run side by side should get."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1"}


def table(header: list[str], rows: list[list[str]], *, numbers: int) -> str:
    """Lay out a table of text for the terminal; the last ``numbers`` columns are flush right."""
    widths = [max(len(row[place]) for row in [header, *rows]) for place in range(len(header))]
    first = len(header) - numbers

    def line(row: list[str]) -> str:
        cells = [
            cell.ljust(width) if place < first else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return "\n".join([line(header), line(["-" * width for width in widths]), *map(line, rows)])
