"""The fast deep Q-network (DQN) of part 5.2, in one file that is read from top to bottom.

What makes it fast on a CPU: several environments that one call steps, one larger update for each vector step in place of a small one for
each environment step, replay on preallocated arrays, fused Adam, acting with NumPy on views of the weights, and a single thread, which
the program that calls :func:`train` sets once (``torch.set_num_threads(1)``).

Source: Mnih et al., "Human-level control through deep reinforcement learning" (2015); the soft update of the target network is that of
Lillicrap et al., "Continuous control with deep reinforcement learning" (2016).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import gymnasium as gym
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm.std import tqdm

from rlcourse import evaluation, live, networks, vector
from rlcourse.buffers import Batch, Replay
from rlcourse.stopwatch import Stopwatch


@dataclass(frozen=True, kw_only=True)
class Config:
    """All choices of a run. The defaults are for CartPole-v1."""

    seed: int
    """Seeds the weights, exploration, replay and the training environments. Evaluations take ``seed + EVALUATION_SEED_OFFSET``."""
    env_id: str = "CartPole-v1"
    total_steps: int = 30_000
    """Environment steps at most, all environments together."""
    n_envs: int = 4
    """Environments that are stepped together; there is one update for each vector step."""
    hidden: tuple[int, ...] = (256, 256)
    observation_scale: tuple[float, ...] | None = (0.5, 0.5, 5.0, 0.5)
    """Factors that bring the features into a like range (the pole's angle stays below 0.21, the other three reach 2 and more)."""
    gamma: float = 0.99
    learning_rate: float = 2.3e-3
    batch_size: int = 128
    buffer_size: int = 30_000
    learning_starts: int = 500
    """Environment steps before the first update."""
    target_rate: float = 0.05
    """Share of the way that the target network moves towards the Q-network after each update."""
    max_gradient_norm: float = 10.0
    """A longer gradient is cut to this length."""
    epsilon_start: float = 1.0
    epsilon_end: float = 0.05
    epsilon_steps: int = 5_000
    """Environment steps until epsilon, falling on a line, has reached its end."""
    evaluate_every: int = 250
    """Environment steps from one evaluation to the next; 0 for none."""
    evaluation_episodes: int = 20
    stop_at: float | None = 495.0
    """Stop when an evaluation's mean return reaches this; ``None`` trains to the end."""


EVALUATION_SEED_OFFSET = 1_000_000
"""Keeps the environments that decide when to stop apart from those of training. The final judgement takes a third seed."""


class Evaluation(NamedTuple):
    """One evaluation during training."""

    n_steps: int
    """Environment steps of training so far."""
    mean_return: float
    """Mean of the greedy policy's undiscounted returns."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: Config
    network: nn.Sequential
    n_steps: int
    """Environment steps taken."""
    n_updates: int
    episodes: vector.Episodes
    """The episodes of training, exploration included."""
    evaluations: list[Evaluation]
    seconds: dict[str, float]
    """CPU seconds of each stretch of the loop."""


def epsilon_at(n_steps: int, config: Config) -> float:
    """Exploration rate after ``n_steps`` environment steps: a line from start to end, then flat."""
    fraction = min(n_steps / config.epsilon_steps, 1.0)
    return config.epsilon_start + fraction * (config.epsilon_end - config.epsilon_start)


def td_targets(target_network: nn.Module, batch: Batch, gamma: float) -> torch.Tensor:
    """What the Q-values of the batch's actions should be, shape ``[batch]``: only ``terminated`` cuts the bootstrap."""
    with torch.no_grad():
        next_values = target_network(batch.next_observations).amax(dim=-1)
        return batch.rewards + gamma * (1.0 - batch.terminated) * next_values


def explore(greedy: NDArray[np.int64], n_actions: int, epsilon: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Replace each greedy action by a uniformly random one with probability ``epsilon``."""
    random_actions = rng.integers(n_actions, size=greedy.shape)
    return np.where(rng.random(greedy.shape) < epsilon, random_actions, greedy)


def sizes_of(envs: vector.AnyVectorEnv) -> tuple[int, int]:
    """Number of features of an observation, and of actions.

    Raises:
        ValueError: The observations are no vectors, or the actions are not discrete.
    """
    shape, space = envs.single_observation_space.shape, envs.single_action_space
    if not isinstance(space, gym.spaces.Discrete) or shape is None or len(shape) != 1:
        raise ValueError(f"the environment has observations of shape {shape} and actions {space}, expected a vector and Discrete")
    return shape[0], int(space.n)


def train(
    config: Config,
    device: torch.device | str = "cpu",
    *,
    show_progress: bool = True,
    on_evaluation: Callable[[Evaluation], None] | None = None,
) -> Result:
    """Train one agent.

    Args:
        config: All choices of the run.
        device: Where the networks live.
        show_progress: Whether to print a progress bar with the running return.
        on_evaluation: Called after each evaluation, to draw a live plot for example.

    Raises:
        ValueError: The environment's actions are not discrete, or its observations are no vectors.
    """
    rng = np.random.default_rng(config.seed)
    torch.manual_seed(config.seed)  # pyright: ignore[reportUnusedCallResult]  # the initial weights
    envs = vector.make(config.env_id, config.n_envs)
    n_features, n_actions = sizes_of(envs)

    network = networks.mlp(n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    target_network = networks.mlp(n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    target_network.load_state_dict(network.state_dict())  # pyright: ignore[reportUnusedCallResult]
    optimiser = torch.optim.Adam(network.parameters(), lr=config.learning_rate, fused=True)
    pairs = list(zip(target_network.parameters(), network.parameters(), strict=True))
    policy = networks.greedy_policy(network)
    replay = Replay(config.buffer_size, (n_features,), device=device)
    rollout = vector.Rollout(envs, seed=config.seed)

    watch = Stopwatch()
    evaluations: list[Evaluation] = []
    n_updates, solved = 0, False
    with live.progress(total=config.total_steps, description=f"DQN, seed {config.seed}") if show_progress else tqdm(disable=True) as bar:
        while rollout.n_steps < config.total_steps and not solved:
            with watch("act"):
                actions = explore(policy(rollout.observations), n_actions, epsilon_at(rollout.n_steps, config), rng)
            with watch("step the environments"):
                before = rollout.n_steps
                step = rollout.step(actions)
            with watch("store and sample"):
                replay.add(step)
                batch = replay.sample(config.batch_size, rng)
            if rollout.n_steps >= config.learning_starts:
                with watch("update"):
                    targets = td_targets(target_network, batch, config.gamma)
                    values = network(batch.observations).gather(1, batch.actions.unsqueeze(1)).squeeze(1)
                    loss = functional.smooth_l1_loss(values, targets)
                    optimiser.zero_grad()
                    loss.backward()
                    nn.utils.clip_grad_norm_(network.parameters(), config.max_gradient_norm)  # pyright: ignore[reportUnusedCallResult]
                    optimiser.step()
                    n_updates += 1
                    with torch.no_grad():
                        for slow, fast in pairs:
                            slow.lerp_(fast, config.target_rate)  # pyright: ignore[reportUnusedCallResult]
            if config.evaluate_every and rollout.n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    seed = config.seed + EVALUATION_SEED_OFFSET
                    returns = evaluation.returns_of(policy, config.env_id, seed=seed, n_episodes=config.evaluation_episodes)
                    evaluations.append(Evaluation(rollout.n_steps, float(returns.mean())))
                solved = config.stop_at is not None and evaluations[-1].mean_return >= config.stop_at
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
                bar.set_postfix({"greedy return": f"{evaluations[-1].mean_return:.1f}"}, refresh=False)
            bar.update(rollout.n_steps - before)  # pyright: ignore[reportUnusedCallResult]
    envs.close()
    return Result(config, network, rollout.n_steps, n_updates, rollout.episodes(), evaluations, watch.seconds)
