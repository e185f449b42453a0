"""Make the two records of part 8.7: what PPO's details do on CartPole-v1, and how long it takes beside Stable-Baselines3's.

``python benchmarks/ppo_records.py`` writes ``rlcourse/records.json``, in about five minutes.
``--only ppo_details`` or ``--only ppo_beside_sb3`` makes one of the two. CPU seconds are of training alone, and each run has one thread.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from rlcourse import records
from rlcourse.agents import ppo
from rlcourse.figures import live

COMMAND = "python benchmarks/ppo_records.py"
SEEDS = list(range(820, 825))
BASE = ppo.Config(seed=0)
VARIANTS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "advantages not normalised": {"normalise_advantages": False},
    "constant step size": {"falling_rate": False},
    "rewards not scaled": {"reward_scale": 1.0},
    "rewards not scaled, gradient cut": {"reward_scale": 1.0, "max_gradient_norm": 0.5},
    "one epoch": {"epochs": 1},
    "no clip, no stop": {"clip": math.inf, "target_kl": None},
}


def details() -> None:
    """Train each variant to the end on each seed."""
    torch.set_num_threads(1)
    returns: dict[str, list[list[float]]] = {name: [] for name in VARIANTS}
    cpu_seconds: dict[str, list[float]] = {name: [] for name in VARIANTS}
    n_evaluations = BASE.total_steps // BASE.evaluate_every
    for name, changes in live.progress(VARIANTS.items(), description="variants"):
        for seed in SEEDS:
            result = ppo.train(replace(BASE, seed=seed, **changes), show_progress=False)
            returns[name].append([round(found.mean_return, 2) for found in result.evaluations[:n_evaluations]])
            cpu_seconds[name].append(round(sum(spent for stretch, spent in result.seconds.items() if stretch != "evaluate"), 2))
    entry = {
        "command": COMMAND,
        "config": {name: value for name, value in asdict(BASE).items() if name != "seed"},
        "seeds": SEEDS,
        # Evaluations come at the first update past each multiple: the multiple itself is common to all runs.
        "steps": [BASE.evaluate_every * number for number in range(1, n_evaluations + 1)],
        "returns": returns,
        "cpu_seconds": cpu_seconds,
    }
    records.store("ppo_details", entry, "torch", "gymnasium", "numpy")


def beside_sb3() -> None:
    """Train ours and Stable-Baselines3's by turns until they are good."""
    sides = {"rlcourse": "ppo_rlcourse.py", "Stable-Baselines3": "ppo_sb3.py"}
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for seed in live.progress(SEEDS, description="seeds"):
        for side, program in sides.items():
            command = [sys.executable, str(Path(__file__).with_name(program)), str(seed)]
            done = subprocess.run(command, env=one_thread, capture_output=True, text=True, check=True)
            runs[side].append(json.loads(done.stdout.strip().splitlines()[-1]))
    entry = {
        "command": COMMAND,
        "config": {"env_id": "CartPole-v1", "stop_at": 475.0},
        "seeds": SEEDS,
        "steps": {side: [int(run["steps"]) for run in found] for side, found in runs.items()},
        "cpu_seconds": {side: [round(run["cpu"], 2) for run in found] for side, found in runs.items()},
        "final_returns": {side: [round(run["final"], 2) for run in found] for side, found in runs.items()},
    }
    records.store("ppo_beside_sb3", entry, "torch", "gymnasium", "numpy", "stable-baselines3")


def main() -> None:
    """Make what is asked for."""
    makers = {"ppo_details": details, "ppo_beside_sb3": beside_sb3}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=list(makers))
    only: str | None = parser.parse_args().only
    for name, make in makers.items():
        if only in (None, name):
            make()


if __name__ == "__main__":
    main()
