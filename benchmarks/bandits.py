"""Epsilon-greedy on the 10-armed testbed: a plain loop over NumPy arrays, and all runs at once. One line of JSON.

The code is the very code that part 4.3 shows: its cells are run up to the one that measures, without the tests.
"""

import json
import sys
from pathlib import Path
from typing import Any

MASTER = Path(__file__).parent.parent / "notebooks" / "4.3-bandits.py"
MEASURES = "    costs = {\n"
"""What the measuring cell holds."""


def costs() -> dict[str, float]:
    """Return the microseconds of processor time for each choice, by way of computing."""
    names: dict[str, Any] = {"__name__": "part_4_3"}
    sys.modules["part_4_3"] = sys.modules[__name__]  # dataclasses look for the module that they are defined in
    for cell in MASTER.read_text(encoding="utf-8").split("\n# %%")[1:]:
        header, _, body = cell.partition("\n")
        if not any(word in header for word in ("markdown", "test=", "hidden=")):
            exec(compile(body, str(MASTER), "exec"), names)
        if MEASURES in body:
            return names["costs"]
    raise LookupError(f"{MASTER} has no cell that measures: look for {MEASURES.strip()!r}")


def main() -> None:
    """Measure, and print."""
    found = costs()
    print(json.dumps({"loop": found["a loop over NumPy arrays"], "tensor": found["tensors, all runs at once"]}))


if __name__ == "__main__":
    main()
