"""Train the agents of module 5 on CartPole-v1 over forty seeds until each is good, and store how long each took.

``python benchmarks/cartpole_seeds.py`` writes ``rlcourse/records.json``, in about three minutes. CPU seconds are of training alone.
"""

from collections.abc import Callable

import torch
from torch import nn

from rlcourse import records
from rlcourse.agents import a2c, dqn, evaluation, networks, reinforce
from rlcourse.figures import live

SEEDS = list(range(300, 340))
Run = tuple[nn.Sequential, int, dict[str, float]]
"""The policy's network, environment steps, CPU seconds of each stretch."""


def run_dqn(seed: int) -> Run:
    """Train DQN."""
    result = dqn.train(dqn.Config(seed=seed), show_progress=False)
    return result.network, result.n_steps, result.seconds


def run_reinforce(seed: int) -> Run:
    """Train REINFORCE."""
    result = reinforce.train(reinforce.Config(seed=seed), show_progress=False)
    return result.network, result.n_steps, result.seconds


def run_a2c(seed: int) -> Run:
    """Train A2C."""
    result = a2c.train(a2c.Config(seed=seed), show_progress=False)
    return result.actor, result.n_steps, result.seconds


AGENTS: dict[str, Callable[[int], Run]] = {"DQN": run_dqn, "REINFORCE": run_reinforce, "A2C": run_a2c}


def main() -> None:
    """Run all, one after the other, then write the record."""
    torch.set_num_threads(1)
    steps: dict[str, list[int]] = {agent: [] for agent in AGENTS}
    cpu_seconds: dict[str, list[float]] = {agent: [] for agent in AGENTS}
    final_returns: dict[str, list[float]] = {agent: [] for agent in AGENTS}
    for agent, run in AGENTS.items():
        for seed in live.progress(SEEDS, description=agent):
            network, n_steps, seconds = run(seed)
            judged = evaluation.returns_of(networks.greedy_policy(network), "CartPole-v1", seed=5_000_000 + seed)
            steps[agent].append(n_steps)
            cpu_seconds[agent].append(round(sum(spent for name, spent in seconds.items() if name != "evaluate"), 2))
            final_returns[agent].append(round(float(judged.mean()), 2))
    entry = {
        "command": "python benchmarks/cartpole_seeds.py",
        "config": {"env_id": "CartPole-v1", "stop_at": dqn.Config(seed=0).stop_at},
        "seeds": SEEDS,
        "steps": steps,
        "cpu_seconds": cpu_seconds,
        "final_returns": final_returns,
    }
    records.store("cartpole", entry, "torch", "gymnasium", "numpy")


if __name__ == "__main__":
    main()
