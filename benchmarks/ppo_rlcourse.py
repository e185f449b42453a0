"""Train our PPO on CartPole-v1 until it is good, and print what it took as one line of JSON. Usage: ppo_rlcourse.py SEED."""

import json
import sys

import torch

from rlcourse.agents import evaluation, networks, ppo

STOP_AT = 475.0
"""Both sides stop when 20 greedy episodes have this mean return."""


def main(seed: int) -> None:
    """Train, judge in environments of another seed, and print."""
    torch.set_num_threads(1)
    result = ppo.train(ppo.Config(seed=seed, stop_at=STOP_AT), show_progress=False)
    returns = evaluation.returns_of(networks.greedy_policy(result.actor.network), "CartPole-v1", seed=5_000_000 + seed)
    training = sum(seconds for name, seconds in result.seconds.items() if name != "evaluate")
    print(json.dumps({"cpu": training, "steps": result.n_steps, "final": float(returns.mean())}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
