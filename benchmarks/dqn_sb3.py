"""Train Stable-Baselines3's DQN on CartPole-v1 until it is good, and print what it took as one line of JSON. Usage: dqn_sb3.py SEED.

The settings are rl-zoo's for CartPole-v1. It is stopped by the same rule as our agent: an evaluation of the same kind, as often, to the
same threshold. Evaluations are not counted in the time of either.
"""

import json
import sys
import time
from typing import Any

import gymnasium as gym
import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3 import DQN
from stable_baselines3.common.callbacks import BaseCallback

from rlcourse import dqn, evaluation

ZOO: dict[str, Any] = {
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
}
ZOO_STEPS = 50_000


class StopWhenGood(BaseCallback):
    """Evaluates as :func:`rlcourse.dqn.train` does, and stops by the same rule."""

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
        seed, episodes = self.config.seed + dqn.EVALUATION_SEED_OFFSET, self.config.evaluation_episodes
        mean = float(np.mean(evaluation.returns_of(self.act, self.config.env_id, seed=seed, n_episodes=episodes)))
        self.evaluation_seconds += time.process_time() - start
        return self.config.stop_at is None or mean < self.config.stop_at


def main(seed: int) -> None:
    """Train, judge in environments of another seed, and print."""
    torch.set_num_threads(1)
    start = time.process_time()
    stop = StopWhenGood(dqn.Config(seed=seed))
    model = DQN("MlpPolicy", gym.make("CartPole-v1"), seed=seed, device="cpu", **ZOO)
    model.learn(ZOO_STEPS, callback=stop)
    training = time.process_time() - start - stop.evaluation_seconds
    returns = evaluation.returns_of(stop.act, "CartPole-v1", seed=5_000_000 + seed)
    print(json.dumps({"cpu": training, "steps": model.num_timesteps, "final": float(returns.mean())}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
