"""What an instructor may set: section ``Grader`` of ``nbgrader_config.py``, each with a default that suits a course with torch."""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursetools.paths import CourseError


@dataclass(frozen=True)
class Settings:
    """How hand-ins are run. It travels to the workers."""

    cell_timeout: float = 60.0
    """CPU seconds for one cell (``c.Execute.timeout`` where that is set). Of the clock ten times as much, as a far backstop."""
    test_timeout: float = 10.0
    """CPU seconds that any test may take; one for which the instructor's solution needs more than a tenth of that may take longer."""
    total_timeout: float = 1800.0
    """CPU seconds for all cells of a hand-in; counted by the clock, and ten times as generously."""
    cpu_seconds: int = 1800
    """CPU seconds for one process of a hand-in."""
    memory_mb: int = 3072
    """Memory of all its processes together: what several share counts once."""
    processes: int = 128
    """Processes and threads."""
    file_mb: int = 128
    """Size of one file that it writes."""
    scratch_mb: int = 256
    """Size of all files in its folder, and again in /tmp."""
    handin_mb: int = 50
    """Size of the files of a hand-in that are read."""
    modules: tuple[str, ...] = ()
    """Packages of the course itself that notebooks import (for example ``rlcourse``)."""
    warm: tuple[str, ...] = ("numpy", "torch", "torch.testing", "torch.nn.functional", "matplotlib.pyplot", "gymnasium", "unittest")
    """Modules that the warm worker imports before it forks; those that are not installed are skipped."""
    readable: tuple[str, ...] = ()
    """Further folders that hand-ins may read, data sets for example."""
    partial_credit: bool = False
    """Whether a test's last expression may give part of the points."""
    start: str = "auto"
    """``warm``, ``cold`` (a fresh process for each hand-in), or ``auto``: warm where the self-test shows that it is safe."""
    boxed: bool = True
    environment: tuple[tuple[str, str], ...] = field(default=())
    """Further environment variables for hand-ins."""


_GONE = {"in_place": "every test sees the notebook as it is at the test's own place"}
"""Settings of earlier versions, and why there are none of the kind."""


def from_config(config: Any) -> Settings:
    """Read the settings from a loaded configuration (traitlets' ``Config``)."""
    values: dict[str, Any] = {}
    with contextlib.suppress(TypeError, ValueError):
        timeout = config.get("Execute", {}).get("timeout")
        if timeout:
            values["cell_timeout"] = float(timeout)
    known = Settings.__dataclass_fields__
    for name, value in dict(config.get("Grader", {})).items():
        if name in _GONE:
            raise CourseError(f"nbgrader_config.py sets c.Grader.{name}, which no longer applies: {_GONE[name]}. Take the line out")
        if name not in known:
            raise CourseError(f"nbgrader_config.py sets c.Grader.{name}, which does not exist. Known: {', '.join(sorted(known))}")
        values[name] = tuple(tuple(item) if isinstance(item, list) else item for item in value) if isinstance(value, list) else value
    return Settings(**values)


def cores() -> int:
    """How many hand-ins may run at once: the cores that this process may use."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_folder() -> Path:
    """Where the grader keeps what it can make again."""
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "coursetools"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
