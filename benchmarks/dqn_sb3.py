"""Train Stable-Baselines3's DQN until it is good, and print what it took as one line of JSON. Usage: dqn_sb3.py SEED [ENVIRONMENT].

The settings are rl-zoo's for the environment. It is stopped by the same rule as our agent: an evaluation of the same kind, as often, to the
same threshold. Evaluations are not counted in the time of either.
"""

import json
import sys
import time
from dataclasses import replace
from typing import Any

import gymnasium as gym
import torch
from numpy.typing import NDArray
from stable_baselines3 import DQN
from stable_baselines3.common.callbacks import BaseCallback

from rlcourse.agents import dqn, evaluation

ZOO: dict[str, dict[str, Any]] = {
    "CartPole-v1": {
        "learning_rate": 2.3e-3,
        "batch_size": 64,
        "buffer_size": 100_000,
        "learning_starts": 1_000,
        "gamma": 0.99,
        "target_update_interval": 10,
        "train_freq": 256,
        "gradient_steps": 128,
        "exploration_fraction": 0.16,
        "exploration_final_eps": 0.04,
        "policy_kwargs": {"net_arch": [256, 256]},
    },
    "LunarLander-v3": {
        "learning_rate": 6.3e-4,
        "batch_size": 128,
        "buffer_size": 50_000,
        "learning_starts": 0,
        "gamma": 0.99,
        "target_update_interval": 250,
        "train_freq": 4,
        "gradient_steps": -1,
        "exploration_fraction": 0.12,
        "exploration_final_eps": 0.1,
        "policy_kwargs": {"net_arch": [256, 256]},
    },
}
ZOO_STEPS = {"CartPole-v1": 50_000, "LunarLander-v3": 100_000}


class StopWhenGood(BaseCallback):
    """Evaluates as :func:`rlcourse.agents.dqn.train` does, and stops by the same rule."""

    def __init__(self, config: dqn.Config) -> None:
        super().__init__()
        self.config = config
        self.evaluation_seconds = 0.0

    def act(self, observations: NDArray[Any]) -> NDArray[Any]:
        """The greedy policy."""
        return self.model.predict(observations, deterministic=True)[0]

    def _on_step(self) -> bool:
        if self.num_timesteps % self.config.evaluate_every:
            return True
        start = time.process_time()
        _, good = dqn.evaluate(self.act, self.config)
        self.evaluation_seconds += time.process_time() - start
        return not good


def main(seed: int, env_id: str = "CartPole-v1") -> None:
    """Train, judge twice in environments of other seeds, and print."""
    torch.set_num_threads(1)
    start = time.process_time()
    stop = StopWhenGood(replace(dqn.LUNAR_LANDER if env_id == "LunarLander-v3" else dqn.Config(seed=0), seed=seed))
    model = DQN("MlpPolicy", gym.make(env_id), seed=seed, device="cpu", **ZOO[env_id])
    model.learn(ZOO_STEPS[env_id], callback=stop)
    training = time.process_time() - start - stop.evaluation_seconds
    first, second = (float(evaluation.returns_of(stop.act, env_id, seed=judge + seed).mean()) for judge in (5_000_000, 6_000_000))
    print(json.dumps({"cpu": training, "steps": model.num_timesteps, "final": first, "again": second}))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
