"""Train Stable-Baselines3's PPO on CartPole-v1 until it is good, and print what it took as one line of JSON. Usage: ppo_sb3.py SEED.

Its settings are those of rl-zoo for CartPole-v1, its own number of environments included. It is stopped by the same rule as our agent: an
evaluation of the same kind, as often, to the same threshold. What is timed is training alone: no imports, no evaluations.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

from rlcourse.agents import a2c, evaluation, ppo

TOTAL_STEPS = 100_000
STOP_AT = 475.0
"""Both sides stop when 20 greedy episodes have this mean return."""


class StopWhenGood(BaseCallback):
    """Evaluates as :func:`rlcourse.agents.ppo.train` does, and stops by the same rule."""

    def __init__(self, config: ppo.Config) -> None:
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
        return mean < STOP_AT


def falling(first: float) -> Callable[[float], float]:
    """A number that falls on a straight line to 0, as rl-zoo writes ``lin_0.001``."""
    return lambda share_left: first * share_left


def main(seed: int) -> None:
    """Train, judge in environments of another seed, and print."""
    torch.set_num_threads(1)
    stop = StopWhenGood(ppo.Config(seed=seed))
    model = PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", 8, seed=seed),
        n_steps=32,
        batch_size=256,
        gae_lambda=0.8,
        gamma=0.98,
        n_epochs=20,
        ent_coef=0.0,
        learning_rate=falling(0.001),
        clip_range=falling(0.2),
        seed=seed,
        device="cpu",
    )
    start = time.process_time()
    model.learn(TOTAL_STEPS, callback=stop)
    training = time.process_time() - start - stop.evaluation_seconds
    returns = evaluation.returns_of(stop.act, "CartPole-v1", seed=5_000_000 + seed)
    print(json.dumps({"cpu": training, "steps": model.num_timesteps, "final": float(returns.mean())}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
