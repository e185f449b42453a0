"""Train Stable-Baselines3's A2C on CartPole-v1 until it is good, and print what it took as one line of JSON. Usage: a2c_sb3.py SEED.

Its settings are its own defaults (rl-zoo has the same for CartPole-v1, with half as many environments), on as many environments as ours.
It is stopped by the same rule as our agent: an evaluation of the same kind, as often, to the same threshold. What is timed is training
alone: no imports, no evaluations.
"""

import json
import sys
import time
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3 import A2C
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

from rlcourse.agents import a2c, evaluation


class StopWhenGood(BaseCallback):
    """Evaluates as :func:`rlcourse.agents.a2c.train` does, and stops by the same rule."""

    def __init__(self, config: a2c.Config) -> None:
        super().__init__()
        self.config = config
        self.evaluation_seconds = 0.0
        self.next_evaluation = config.evaluate_every

    def act(self, observations: NDArray[Any]) -> NDArray[Any]:
        """The greedy policy."""
        return self.model.predict(observations, deterministic=True)[0]

    def _on_step(self) -> bool:
        if self.num_timesteps < self.next_evaluation:
            return True
        self.next_evaluation += self.config.evaluate_every
        start = time.process_time()
        seed, episodes = self.config.seed + a2c.EVALUATION_SEED_OFFSET, self.config.evaluation_episodes
        mean = float(np.mean(evaluation.returns_of(self.act, self.config.env_id, seed=seed, n_episodes=episodes)))
        self.evaluation_seconds += time.process_time() - start
        return self.config.stop_at is None or mean < self.config.stop_at


def main(seed: int) -> None:
    """Train, judge in environments of another seed, and print."""
    torch.set_num_threads(1)
    config = a2c.Config(seed=seed)
    stop = StopWhenGood(config)
    model = A2C("MlpPolicy", make_vec_env(config.env_id, config.n_envs, seed=seed), seed=seed, device="cpu")
    start = time.process_time()
    model.learn(config.total_steps, callback=stop)
    training = time.process_time() - start - stop.evaluation_seconds
    returns = evaluation.returns_of(stop.act, config.env_id, seed=5_000_000 + seed)
    print(json.dumps({"cpu": training, "steps": model.num_timesteps, "final": float(returns.mean())}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
