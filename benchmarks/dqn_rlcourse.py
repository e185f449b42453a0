"""Train our DQN until it is good, and print what it took as one line of JSON. Usage: dqn_rlcourse.py SEED [ENVIRONMENT [VARIANT]]."""

import json
import sys
from dataclasses import replace

import torch

from rlcourse.agents import dqn, evaluation, networks

CONFIGS = {"CartPole-v1": dqn.Config(seed=0), "LunarLander-v3": dqn.LUNAR_LANDER}
VARIANTS = {"dqn": {}, "double": {"double": True}, "dueling": {"dueling": True}}


def main(seed: int, env_id: str = "CartPole-v1", variant: str = "dqn") -> None:
    """Train, judge twice in environments of other seeds, and print."""
    torch.set_num_threads(1)
    result = dqn.train(replace(CONFIGS[env_id], seed=seed, **VARIANTS[variant]), show_progress=False)
    policy = networks.greedy_policy(result.network)
    first, second = (float(evaluation.returns_of(policy, env_id, seed=judge + seed).mean()) for judge in (5_000_000, 6_000_000))
    training = sum(seconds for name, seconds in result.seconds.items() if name != "evaluate")
    print(json.dumps({"cpu": training, "steps": result.n_steps, "final": first, "again": second}))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
