"""A sweep of value iteration on a 50 by 50 grid, as loops and as tensor operations. One line of JSON. Usage: value_iteration.py SEED.

The code is the very code that part 4.6 shows: the cells that define it are read from its master.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

MASTER = Path(__file__).parent.parent / "notebooks" / "4.6-bellman-equations.py"
WANTED = ("import dataclasses", "class Grid:", "def tensor_sweep")
"""What the cells hold that are read: the imports, the grid, the two sweeps."""


def definitions() -> dict[str, Any]:
    """Return the names that these cells define."""
    names: dict[str, Any] = {"__name__": "part_4_6"}
    sys.modules["part_4_6"] = sys.modules[__name__]  # dataclasses look for the module that they are defined in
    for cell in MASTER.read_text(encoding="utf-8").split("\n# %%")[1:]:
        header, _, body = cell.partition("\n")
        if "markdown" not in header and any(word in body for word in WANTED):
            exec(compile(body, str(MASTER), "exec"), names)
    return names


def cpu_seconds(sweep: Callable[[], object], n_sweeps: int) -> float:
    """Return the CPU seconds of one sweep, as a mean over many."""
    begun = time.process_time()
    for _ in range(n_sweeps):
        sweep()
    return (time.process_time() - begun) / n_sweeps


def main(seed: int) -> None:
    """Measure both on one maze, after the same number of sweeps, and print."""
    part = definitions()
    maze = part["random_maze"](50, seed)
    lists = (maze.neighbour.T.tolist(), maze.payoff.tolist(), maze.ends.tolist())
    values, looped = torch.zeros(2500, dtype=torch.float64), [0.0] * 2500
    for _ in range(15):
        values, looped = part["tensor_sweep"](maze, values, 0.97), part["loop_sweep"](*lists, maze.slip, looped, 0.97)
    difference = float((values - torch.tensor(looped, dtype=torch.float64)).abs().max())
    loop = cpu_seconds(lambda: part["loop_sweep"](*lists, maze.slip, looped, 0.97), 20)
    tensor = cpu_seconds(lambda: part["tensor_sweep"](maze, values, 0.97), 4_000)
    print(json.dumps({"loop": loop, "tensor": tensor, "difference": difference}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
