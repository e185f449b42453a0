"""Learning curves of experiments that take too long for a notebook: stored beside this module, with the command that makes them again."""

import json
from dataclasses import dataclass
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


def learning_curves(name: str) -> Record:
    """Read the record of an experiment.

    Args:
        name: Its name, ``"lunar_lander"`` for example.

    Raises:
        ValueError: There is no record of this name.
    """
    records = json.loads(FILE.read_text(encoding="utf-8"))
    if name not in records:
        raise ValueError(f"there is no record {name!r}, expected one of {', '.join(records)}")
    entry = records[name]
    return Record(
        command=entry["command"],
        versions=entry["versions"],
        config=entry["config"],
        seeds=entry["seeds"],
        steps=np.array(entry["steps"], dtype=np.int64),
        returns={agent: np.array(rows, dtype=np.float64) for agent, rows in entry["returns"].items()},
        cpu_seconds={agent: np.array(row, dtype=np.float64) for agent, row in entry["cpu_seconds"].items()},
    )
