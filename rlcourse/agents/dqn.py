"""The fast deep Q-network (DQN) of module 5, in one file that is read from top to bottom: 5.2 explains it, 5.3 and 5.4 vary it.

What makes it fast on a CPU: several environments that one call steps, one larger update for each vector step in place of a small one for
each environment step, replay on preallocated arrays, fused Adam, acting with NumPy on views of the weights, and a single thread, which
the program that calls :func:`train` sets once (``torch.set_num_threads(1)``).

Source: Mnih et al., "Human-level control through deep reinforcement learning" (2015); the soft update of the target network is that of
Lillicrap et al., "Continuous control with deep reinforcement learning" (2016). Double DQN: van Hasselt et al., "Deep reinforcement learning
with double Q-learning" (2016). Dueling networks: Wang et al., "Dueling network architectures for deep reinforcement learning" (2016).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm.std import tqdm

from rlcourse.agents import evaluation, networks
from rlcourse.agents.buffers import Batch, NStep, Replay
from rlcourse.environments import vector
from rlcourse.figures import live
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
    """Environment steps before the first update, which waits for the first transition in any case."""
    target_rate: float = 0.05
    """Share of the way that the target network moves towards the Q-network; 1 for a hard update, a copy."""
    target_period: int = 1
    """Updates from one move of the target network to the next, at least 1. With a rate and a period of 1 there is no target network."""
    judge_average: bool = False
    """Whether the policy that is judged has the target network's weights: with soft updates they are a running average of the
    Q-network's, and act more steadily."""
    n_step: int = 1
    """Rewards that a target sums before it bootstraps."""
    reward_scale: float = 1.0
    """Rewards are multiplied by this before they are learned from; the returns that are reported stay as they are."""
    double: bool = False
    """Whether the Q-network chooses the action whose value the target network gives (double DQN)."""
    dueling: bool = False
    """Whether the network has a stream for the value and one for the advantages."""
    max_gradient_norm: float | None = 10.0
    """A longer gradient is cut to this length; ``None`` cuts nothing."""
    epsilon_start: float = 1.0
    epsilon_end: float = 0.05
    epsilon_steps: int = 5_000
    """Environment steps until epsilon, falling on a line, has reached its end; 0 begins with the end."""
    evaluate_every: int = 250
    """Environment steps from one evaluation to the next; 0 for none."""
    evaluation_episodes: int = 20
    stop_at: float | None = 495.0
    """Stop when an evaluation's mean return reaches this; ``None`` trains to the end."""
    confirmation_episodes: int = 0
    """Before it stops, the mean return over so many further episodes must reach ``stop_at`` too; 0 for none."""


LUNAR_LANDER = Config(
    seed=0,
    env_id="LunarLander-v3",
    total_steps=300_000,
    n_envs=4,
    hidden=(128, 128),
    observation_scale=None,
    learning_rate=1e-3,
    buffer_size=200_000,
    learning_starts=1_000,
    target_rate=0.005,
    judge_average=True,
    n_step=5,
    reward_scale=0.01,
    max_gradient_norm=None,  # with such rewards norms stay below 1: there is nothing to cut
    epsilon_end=0.02,
    epsilon_steps=15_000,
    evaluate_every=10_000,
    stop_at=220.0,
    confirmation_episodes=100,
)
"""Choices for LunarLander-v3: ``dataclasses.replace(LUNAR_LANDER, seed=3, double=True)``."""

EVALUATION_SEED_OFFSET = 1_000_000
"""Keeps the environments that decide when to stop apart from those of training. The final judgement takes a seed of its own, too."""

CONFIRMATION_SEED_OFFSET = 2_000_000
"""The same for the episodes that confirm."""


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
    """The one that was judged: the Q-network, or its running average."""
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
    fraction = n_steps / config.epsilon_steps if n_steps < config.epsilon_steps else 1.0
    return config.epsilon_start + fraction * (config.epsilon_end - config.epsilon_start)


def q_network(config: Config, n_features: int, n_actions: int) -> nn.Sequential:
    """Build the network that the configuration asks for."""
    build = networks.dueling if config.dueling else networks.mlp
    return build(n_features, config.hidden, n_actions, scale=config.observation_scale)


def td_targets(target_network: nn.Module, batch: Batch, gamma: float, *, chooser: nn.Module | None = None) -> torch.Tensor:
    """What the Q-values of the batch's actions should be, shape ``[batch]``: only ``terminated`` cuts the bootstrap.

    Args:
        target_network: Gives the values of the next actions.
        batch: Transitions.
        gamma: Discount factor.
        chooser: Chooses the next actions (the Q-network: double DQN), or ``None``: the target network does that, too.
    """
    with torch.no_grad():
        values = target_network(batch.next_observations)  # [batch, n_actions]
        if chooser is None:
            next_values = values.amax(dim=-1)
        else:
            chosen = chooser(batch.next_observations).argmax(dim=-1, keepdim=True)  # [batch, 1]
            next_values = values.gather(-1, chosen).squeeze(-1)
        return batch.rewards + gamma**batch.n_rewards * (1.0 - batch.terminated) * next_values


def explore(greedy: NDArray[np.int64], n_actions: int, epsilon: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Replace each greedy action by a uniformly random one with probability ``epsilon``; actions have shape ``[n_envs]``."""
    random_actions = rng.integers(n_actions, size=greedy.shape)
    return np.where(rng.random(greedy.shape) < epsilon, random_actions, greedy)


def move_target(pairs: Iterable[tuple[torch.Tensor, torch.Tensor]], rate: float) -> None:
    """Move each target weight (first of a pair) by a share of the way towards the Q-network's (second)."""
    with torch.no_grad():
        for slow, fast in pairs:
            slow.lerp_(fast, rate)


def evaluate(policy: evaluation.Policy, config: Config) -> tuple[float, bool]:
    """The greedy policy's mean return over ``evaluation_episodes``, and whether it is good enough to stop."""

    def mean_return(seed: int, n_episodes: int) -> float:
        return float(evaluation.returns_of(policy, config.env_id, seed=seed, n_episodes=n_episodes).mean())

    found = mean_return(config.seed + EVALUATION_SEED_OFFSET, config.evaluation_episodes)
    good = config.stop_at is not None and found >= config.stop_at
    if good and config.stop_at is not None and config.confirmation_episodes:
        good = mean_return(config.seed + CONFIRMATION_SEED_OFFSET, config.confirmation_episodes) >= config.stop_at
    return found, good


def train(
    config: Config,
    device: torch.device | str = "cpu",
    *,
    show_progress: bool = True,
    on_evaluation: Callable[[Evaluation], None] | None = None,
    look_inside: Callable[[int, nn.Sequential], None] | None = None,
) -> Result:
    """Train one agent. Where a notebook's cell is stopped, what it has learned so far comes back.

    Args:
        config: All choices of the run.
        device: Where the networks live.
        show_progress: Whether to print a progress bar with the running return.
        on_evaluation: Called after each evaluation, to draw a live plot for example.
        look_inside: Called after each evaluation with the number of environment steps and the network as it is then, to note its values.

    Raises:
        ValueError: The environment's actions are not discrete, its observations are no vectors, or ``target_period`` is less than 1.
    """
    if config.target_period < 1:
        raise ValueError(f"target_period is {config.target_period}, expected at least 1")
    rng = np.random.default_rng(config.seed)
    torch.manual_seed(config.seed)  # the initial weights
    envs = vector.make(config.env_id, config.n_envs)
    n_features, n_actions = vector.sizes_of(envs)

    network, target_network = (q_network(config, n_features, n_actions).to(device) for _ in range(2))
    target_network.load_state_dict(network.state_dict())
    optimiser = torch.optim.Adam(network.parameters(), lr=config.learning_rate, fused=True)
    pairs = list(zip(target_network.parameters(), network.parameters(), strict=True))
    policy = networks.greedy_policy(network)
    judged = target_network if config.judge_average else network
    judged_policy = networks.greedy_policy(judged)
    replay = Replay(config.buffer_size, (n_features,), device=device)
    joiner = NStep(config.n_step, config.gamma)
    rollout = vector.Rollout(envs, seed=config.seed)

    watch = Stopwatch()
    evaluations: list[Evaluation] = []
    n_updates, solved = 0, False
    shown = live.progress(total=config.total_steps, description=f"DQN, seed {config.seed}") if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while rollout.n_steps < config.total_steps and not solved:
            with watch("act"):
                actions = explore(policy(rollout.observations), n_actions, epsilon_at(rollout.n_steps, config), rng)
            with watch("step the environments"):
                before = rollout.n_steps
                step = rollout.step(actions)
            with watch("store and sample"):
                joined = joiner.add(step._replace(rewards=config.reward_scale * step.rewards))
                if joined is not None:
                    replay.add(*joined)
            if rollout.n_steps >= config.learning_starts and len(replay):
                with watch("store and sample"):
                    batch = replay.sample(config.batch_size, rng)
                with watch("update"):
                    targets = td_targets(target_network, batch, config.gamma, chooser=network if config.double else None)
                    values = network(batch.observations).gather(1, batch.actions.unsqueeze(1)).squeeze(1)
                    loss = functional.smooth_l1_loss(values, targets)
                    optimiser.zero_grad()
                    loss.backward()
                    if config.max_gradient_norm is not None:
                        nn.utils.clip_grad_norm_(network.parameters(), config.max_gradient_norm)
                    optimiser.step()
                    n_updates += 1
                    if n_updates % config.target_period == 0:
                        move_target(pairs, config.target_rate)
            if config.evaluate_every and rollout.n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    mean_return, solved = evaluate(judged_policy, config)
                    evaluations.append(Evaluation(rollout.n_steps, mean_return))
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
                if look_inside is not None:
                    look_inside(rollout.n_steps, judged)
                bar.set_postfix({"greedy return": f"{evaluations[-1].mean_return:.1f}"}, refresh=False)
            bar.update(min(rollout.n_steps, config.total_steps) - before)
    envs.close()
    return Result(config, judged, rollout.n_steps, n_updates, rollout.episodes(), evaluations, watch.seconds)
