"""Results of experiments that take too long for a notebook: stored beside this module, with the command that makes them again."""

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_suffix(".json")
"""One entry for each experiment, by name."""


@dataclass(frozen=True)
class Record:
    """Evaluations of several agents along training, over several seeds."""

    command: str
    """What makes this record, from the course's folder."""
    versions: dict[str, str]
    """Versions of the packages that it was made with."""
    config: dict[str, Any]
    """Choices that all agents share."""
    seeds: list[int]
    """One for each run."""
    steps: NDArray[np.int64]
    """Environment steps at each evaluation, shape ``[n_evaluations]``."""
    returns: dict[str, NDArray[np.float64]]
    """Mean return of the greedy policy by agent, shape ``[n_seeds, n_evaluations]``."""
    cpu_seconds: dict[str, NDArray[np.float64]]
    """CPU seconds of training by agent, evaluations excluded, shape ``[n_seeds]``."""


@dataclass(frozen=True)
class Goal:
    """How long agents took to reach a goal, over many seeds. A run that had not reached it at its last step counts with that step."""

    command: str
    """What makes this record, from the course's folder."""
    versions: dict[str, str]
    """Versions of the packages that it was made with."""
    config: dict[str, Any]
    """What the runs share: the environment, the return at which they stop."""
    seeds: list[int]
    """One for each run."""
    steps: dict[str, NDArray[np.int64]]
    """Environment steps of training by agent, shape ``[n_seeds]``."""
    cpu_seconds: dict[str, NDArray[np.float64]]
    """CPU seconds of training by agent, evaluations excluded, shape ``[n_seeds]``."""
    final_returns: dict[str, NDArray[np.float64]]
    """Mean return by agent over 100 episodes that nothing else has seen, shape ``[n_seeds]``."""


def _entry(name: str, field: str) -> dict[str, Any]:
    """The stored record of a name that has the field."""
    records = {key: entry for key, entry in json.loads(FILE.read_text(encoding="utf-8")).items() if field in entry}
    if name not in records:
        raise ValueError(f"there is no record {name!r} of this kind, expected one of {', '.join(records)}")
    return records[name]


def store(name: str, entry: dict[str, Any], *packages: str) -> None:
    """Write the record of an experiment, with the versions of Python and of some packages, in place of an older one.

    Args:
        name: Its name.
        entry: What :class:`Record` or :class:`Goal` hold, less the versions, as plain data.
        packages: What made it.
    """
    records = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    versions = {"python": platform.python_version(), **{package: version(package) for package in packages}}
    records[name] = {"command": entry["command"], "versions": versions, **entry}
    FILE.write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


def goal(name: str) -> Goal:
    """Read how long agents took to reach a goal.

    Args:
        name: Name of the experiment, ``"cartpole"`` for example.

    Raises:
        ValueError: There is no record of this name and kind.
    """
    entry = _entry(name, "final_returns")
    return Goal(
        command=entry["command"],
        versions=entry["versions"],
        config=entry["config"],
        seeds=entry["seeds"],
        steps={agent: np.array(row, dtype=np.int64) for agent, row in entry["steps"].items()},
        cpu_seconds={agent: np.array(row, dtype=np.float64) for agent, row in entry["cpu_seconds"].items()},
        final_returns={agent: np.array(row, dtype=np.float64) for agent, row in entry["final_returns"].items()},
    )


def learning_curves(name: str) -> Record:
    """Read the learning curves of an experiment.

    Args:
        name: Its name, ``"lunar_lander"`` for example.

    Raises:
        ValueError: There is no record of this name and kind.
    """
    entry = _entry(name, "returns")
    return Record(
        command=entry["command"],
        versions=entry["versions"],
        config=entry["config"],
        seeds=entry["seeds"],
        steps=np.array(entry["steps"], dtype=np.int64),
        returns={agent: np.array(rows, dtype=np.float64) for agent, rows in entry["returns"].items()},
        cpu_seconds={agent: np.array(row, dtype=np.float64) for agent, row in entry["cpu_seconds"].items()},
    )
