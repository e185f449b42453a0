"""Control groups, where this user may make some: the kernel itself then counts memory and processes of each hand-in.

Where there are none, limits of each process (rlimits) and the keeper's count of memory do.
"""

import contextlib
import functools
import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
_NAME = "coursetools-grade"
_numbers = itertools.count()


@dataclass(frozen=True)
class Places:
    """Where groups can be made."""

    version: int
    memory: Path
    pids: Path
    """Version 2 has one tree for both, version 1 one for each."""

    @property
    def folders(self) -> tuple[Path, ...]:
        """Each tree once."""
        return tuple(dict.fromkeys((self.memory, self.pids)))


def find(root: Path = ROOT, own: Path = Path("/proc/self/cgroup")) -> tuple[Places | None, str]:
    """Where groups can be made on this machine, or ``None``, and in words why.

    Version 2 hands a group's controllers on to groups below it only where no process is in it, so the place is the nearest group above
    this process's own that hands on both (a session of systemd has one). In version 1 it is the group of this process itself, so that
    limits that hold for the grader hold for hand-ins too.

    Args:
        root: Where control groups are mounted.
        own: The file that says in which groups this process is.
    """
    try:
        lines = [line.split(":", 2) for line in own.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        return None, f"none ({error.strerror})"
    mine = {name: path.lstrip("/") for _, names, path in lines for name in names.split(",")}
    reasons: list[str] = []
    if (root / "cgroup.controllers").exists() and "" in mine:
        group = root / mine[""]
        above = [place for place in (group, *group.parents) if place.is_relative_to(root)]
        place = next((place for place in above if {"memory", "pids"} <= set(_text(place / "cgroup.subtree_control").split())), None)
        if place is None:
            reasons.append("version 2: no group above this process hands on memory and pids")
        elif os.access(place, os.W_OK) and os.access(place / "cgroup.procs", os.W_OK):
            return Places(2, place, place), f"version 2, below {place}"
        else:
            reasons.append(f"version 2: {place} cannot be written by this user")
    if "memory" in mine and "pids" in mine:
        memory, pids = root / "memory" / mine["memory"], root / "pids" / mine["pids"]
        if os.access(memory, os.W_OK) and os.access(pids, os.W_OK):
            return Places(1, memory, pids), f"version 1, below {memory} and {pids}"
        reasons.append(f"version 1: {memory} or {pids} cannot be written by this user")
    return None, "; ".join(reasons) or "none"


@functools.cache
def places() -> Places | None:
    """Where this process makes groups; what a grader that was killed left behind is cleared away first."""
    found, _ = find()
    for folder in found.folders if found is not None else ():
        for old in folder.glob(f"{_NAME}-*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                if not Path(f"/proc/{int(old.name.removeprefix(_NAME).split('-')[1])}").exists():
                    old.rmdir()
    return found


class Group:
    """The group of one hand-in."""

    def __init__(self, where: Places, *, memory: int, processes: int) -> None:
        """Make it.

        Args:
            where: Where groups can be made.
            memory: Bytes that its processes may hold, files in memory included.
            processes: How many processes and threads it may have.

        Raises:
            OSError: It cannot be made, or has no limits.
        """
        name = f"{_NAME}-{os.getpid()}-{next(_numbers)}"
        self._folders = tuple(folder / name for folder in where.folders)
        try:
            for folder in self._folders:
                folder.mkdir()
            limits = {"memory.max": memory, "memory.swap.max": 0} if where.version == 2 else {"memory.limit_in_bytes": memory}
            for file, value in limits.items():
                if file != "memory.swap.max" or (where.memory / name / file).exists():
                    (where.memory / name / file).write_text(str(value), encoding="ascii")
            (where.pids / name / "pids.max").write_text(str(processes), encoding="ascii")
        except OSError:
            self.close()
            raise

    def doors(self) -> list[int]:
        """Descriptors, to be closed by whoever asked: a process that writes ``0`` into each is in the group."""
        return [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for folder in self._folders]

    def close(self) -> bool:
        """End what is left in the group, and take it away; ``False`` where it did not go."""
        deadline = time.monotonic() + 2.0
        for folder in self._folders:
            with contextlib.suppress(OSError):
                if (folder / "cgroup.kill").exists():
                    (folder / "cgroup.kill").write_text("1", encoding="ascii")
            while folder.exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.005)
        return True


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
