"""Train the three agents of part 5.4 on LunarLander-v3, far beyond the goal and over several seeds, and store their learning curves.

``python benchmarks/lunar_lander_curves.py`` writes ``rlcourse/records.json``, in about half an hour. Runs are processes of one thread each,
as many at once as ``--jobs`` says; CPU seconds are of training alone.
"""

import argparse
import os
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, replace

import torch

from rlcourse import records
from rlcourse.agents import dqn
from rlcourse.figures import live

AGENTS = {"DQN": {}, "double DQN": {"double": True}, "dueling DQN": {"dueling": True}}
SEEDS = list(range(100, 105))
N_STEPS = 150_000


Run = tuple[list[int], list[float], float]
"""Steps and mean returns at the evaluations of a run, and its CPU seconds."""


def one_run(agent: str, seed: int) -> Run:
    """Steps and mean returns at the evaluations of a run to the end, and its CPU seconds."""
    torch.set_num_threads(1)
    config = replace(dqn.LUNAR_LANDER, seed=seed, total_steps=N_STEPS, evaluate_every=10_000, stop_at=None, **AGENTS[agent])
    result = dqn.train(config, show_progress=False)
    seconds = sum(seconds for name, seconds in result.seconds.items() if name != "evaluate")
    # Evaluations come at the first vector step past each multiple: the multiple itself is common to all runs.
    steps = [at // config.evaluate_every * config.evaluate_every for at, _ in result.evaluations]
    return steps, [mean_return for _, mean_return in result.evaluations], seconds


def store(runs: dict[tuple[str, int], Run]) -> None:
    """Write the record of all runs, by agent and seed."""
    shared = asdict(replace(dqn.LUNAR_LANDER, total_steps=N_STEPS, evaluate_every=10_000, stop_at=None))
    for varied in ("seed", "double", "dueling"):
        del shared[varied]
    entry = {
        "command": "python benchmarks/lunar_lander_curves.py",
        "config": shared,
        "seeds": SEEDS,
        "steps": runs["DQN", SEEDS[0]][0],
        "returns": {agent: [runs[agent, seed][1] for seed in SEEDS] for agent in AGENTS},
        "cpu_seconds": {agent: [round(runs[agent, seed][2], 1) for seed in SEEDS] for agent in AGENTS},
    }
    records.store("lunar_lander", entry, "torch", "gymnasium", "numpy", "box2d")


def main() -> None:
    """Run all, then write the record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at once")
    jobs: int = parser.parse_args().jobs
    with ProcessPoolExecutor(jobs) as pool:
        waiting: dict[tuple[str, int], Future[Run]] = {}
        for seed in SEEDS:
            for agent in AGENTS:
                waiting[agent, seed] = pool.submit(one_run, agent, seed)
        with live.progress(waiting.items(), description="runs") as bar:
            store({key: future.result() for key, future in bar})


if __name__ == "__main__":
    main()
