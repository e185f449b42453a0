"""Train our DQN for a fixed number of steps with some number of threads; one line of JSON.

Usage: threads.py SEED THREADS, where 0 threads leaves PyTorch's default.
"""

import json
import sys
import time

import torch

from rlcourse.agents import dqn

N_STEPS = 1_500


def main(seed: int, n_threads: int) -> None:
    """Train without evaluations, and print CPU and wall-clock seconds."""
    if n_threads:
        torch.set_num_threads(n_threads)
    config = dqn.Config(seed=seed, total_steps=N_STEPS, evaluate_every=0, stop_at=None)
    cpu, wall = time.process_time(), time.perf_counter()
    dqn.train(config, show_progress=False)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
