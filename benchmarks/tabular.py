"""Steps per CPU second on Taxi-v4: the bare environment, and tabular Q-learning in it. One line of JSON. Usage: tabular.py SEED."""

import json
import sys
import time

import gymnasium as gym

from rlcourse.agents import tabular

N_STEPS = 200_000
N_EPISODES = 1_500


def main(seed: int) -> None:
    """Measure both, one after the other, and print."""
    env = gym.make("Taxi-v4")
    env.action_space.seed(seed)
    env.reset(seed=seed)
    actions = [env.action_space.sample() for _ in range(N_STEPS)]
    start = time.process_time()
    for action in actions:
        _, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            env.reset()
    bare = N_STEPS / (time.process_time() - start)
    start = time.process_time()
    learned = tabular.learn(gym.make("Taxi-v4"), "q_learning", N_EPISODES, seed=seed)
    learning = int(learned.lengths.sum()) / (time.process_time() - start)
    print(json.dumps({"bare": bare, "learning": learning}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
