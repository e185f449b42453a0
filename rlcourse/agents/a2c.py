"""The fast advantage actor-critic (A2C) of part 5.6, in one file that is read from top to bottom.

What makes it fast on a CPU: sixteen environments that one call steps, one update for each short rollout of all of them, acting with NumPy
on views of the weights, advantages in NumPy, fused Adam, and a single thread, which the program that calls :func:`train` sets once
(``torch.set_num_threads(1)``).

Source: Mnih et al., "Asynchronous methods for deep reinforcement learning" (2016), of which A2C is the synchronous form; Schulman et al.,
"High-dimensional continuous control using generalized advantage estimation" (2016).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm.std import tqdm

from rlcourse.agents import evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import live
from rlcourse.stopwatch import Stopwatch


@dataclass(frozen=True, kw_only=True)
class Config:
    """All choices of a run. The defaults are for CartPole-v1."""

    seed: int
    """Seeds the weights, the sampling of actions and the training environments. Evaluations take ``seed + EVALUATION_SEED_OFFSET``."""
    env_id: str = "CartPole-v1"
    total_steps: int = 150_000
    """Environment steps at most, all environments together."""
    n_envs: int = 16
    """Environments that are stepped together."""
    rollout_steps: int = 8
    """Vector steps from one update to the next: an update sees ``rollout_steps * n_envs`` rows, resets included."""
    hidden: tuple[int, ...] = (64,)
    """Hidden layers of the actor, and of the critic."""
    observation_scale: tuple[float, ...] | None = (0.5, 0.5, 5.0, 0.5)
    """Factors that bring the features into a like range (the pole's angle stays below 0.21, the other three reach 2 and more)."""
    gamma: float = 0.99
    gae_lambda: float = 0.98
    """From 0, trust the critic after one step, to 1, trust the rewards to the end of the rollout."""
    actor_learning_rate: float = 6e-3
    critic_learning_rate: float = 1e-2
    entropy_weight: float = 0.01
    """What a nat of the policy's entropy is worth in the loss."""
    normalise_advantages: bool = True
    """Whether each update's advantages are shifted and scaled to mean 0 and standard deviation 1 (one alone is left as it is)."""
    max_gradient_norm: float = 0.5
    """A longer gradient, the actor's or the critic's, is cut to this length."""
    evaluate_every: int = 2_560
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


class Update(NamedTuple):
    """What one update saw, all before its step."""

    n_steps: int
    """Environment steps of training so far."""
    policy_loss: float
    value_loss: float
    """Mean squared error of the values against their targets."""
    entropy: float
    """Mean entropy of the policy, in nats."""
    advantage_spread: float
    """Standard deviation of the advantages, before they are normalised."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: Config
    actor: nn.Sequential
    """Observations ``[n, n_features]`` to logits ``[n, n_actions]``."""
    critic: nn.Sequential
    """Observations ``[n, n_features]`` to values ``[n, 1]``."""
    n_steps: int
    """Environment steps taken."""
    updates: list[Update]
    episodes: vector.Episodes
    """The episodes of training, with sampled actions."""
    evaluations: list[Evaluation]
    seconds: dict[str, float]
    """CPU seconds of each stretch of the loop."""


class Rows(NamedTuple):
    """A rollout: ``n_steps`` vector steps of ``n_envs`` environments."""

    observations: NDArray[Any]
    """Shape ``[n_steps, n_envs, n_features]``."""
    actions: NDArray[np.int64]
    """Shape ``[n_steps, n_envs]``, as all that follow."""
    rewards: NDArray[np.float32]
    next_observations: NDArray[Any]
    """What followed in the same episode, shape ``[n_steps, n_envs, n_features]``."""
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    valid: NDArray[np.bool_]
    """False where the row is a reset, and no transition."""


def collect(rollout: vector.Rollout, policy: evaluation.Policy, n_steps: int) -> Rows:
    """Step all environments ``n_steps`` times. A step in which each of them resets is no step: it is left out.

    Args:
        rollout: The environments; it goes on from where it stands.
        policy: Takes observations ``[n_envs, n_features]``, gives actions ``[n_envs]``.
        n_steps: Number of vector steps, at least 1.

    Raises:
        ValueError: ``n_steps`` is less than 1.
    """
    if n_steps < 1:
        raise ValueError(f"n_steps is {n_steps}, expected at least 1")
    steps: list[vector.Step] = []
    while len(steps) < n_steps:
        step = rollout.step(policy(rollout.observations))
        if step.valid.any():
            steps.append(step)
    observations, actions, rewards, following, terminated, truncated, valid, _ = (np.stack(column) for column in zip(*steps, strict=True))
    return Rows(observations, actions, rewards, following, terminated, truncated, valid)


def gae(
    rewards: NDArray[np.float32],
    values: NDArray[np.float32],
    next_values: NDArray[np.float32],
    terminated: NDArray[np.bool_],
    truncated: NDArray[np.bool_],
    *,
    gamma: float,
    gae_lambda: float,
) -> NDArray[np.float32]:
    """Generalised advantage estimates; all arrays have the shape ``[n_steps, n_envs]``.

    ``terminated`` cuts the bootstrap. Both ends cut the sum over later steps, which belong to another episode (and with it a reset row,
    which always follows an end).

    Args:
        rewards: Rewards of the steps.
        values: What the critic says of the observations before the steps.
        next_values: What it says of the observations after them, in the same episode.
        terminated: Where the task itself ended.
        truncated: Where the step limit was reached.
        gamma: Discount.
        gae_lambda: Weight of what comes later, from 0 to 1.

    Source:
        Schulman et al. (2016), equation 16, cut off at the end of the rollout.
    """
    surprises = rewards + gamma * np.where(terminated, 0.0, next_values) - values
    carry_on = gamma * gae_lambda * ~(terminated | truncated)
    advantages = np.empty_like(surprises, dtype=np.float32)
    advantage: NDArray[Any] = np.zeros(rewards.shape[1:], dtype=np.float32)
    for step in range(len(rewards) - 1, -1, -1):
        advantage = surprises[step] + carry_on[step] * advantage
        advantages[step] = advantage
    return advantages


def terms(logits: torch.Tensor, actions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-probabilities of actions, and the policy's entropies in nats; gradients flow to the logits from both.

    Args:
        logits: Shape ``[..., n_actions]``.
        actions: Shape ``[...]``, int64.

    Returns:
        Two tensors of shape ``[...]``.
    """
    log_policy = logits.log_softmax(dim=-1)
    return log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_policy.exp() * log_policy).sum(dim=-1)


def losses(
    log_probabilities: torch.Tensor,
    entropies: torch.Tensor,
    values: torch.Tensor,
    advantages: torch.Tensor,
    targets: torch.Tensor,
    valid: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Policy loss, value loss (mean squared error) and mean entropy over the valid rows.

    Args:
        log_probabilities: Of the actions taken; of any shape, which all others have too.
        entropies: Of the policy.
        values: What the critic says.
        advantages: Constants: no gradient flows through them.
        targets: What the critic should say. Constants too.
        valid: Bool, False where a row is a reset. At least one row is valid (the mean of none is NaN).

    Returns:
        Three scalars. The first two are to be descended, the third is to be kept up.
    """
    policy_loss = -(advantages.detach() * log_probabilities)[valid].mean()
    return policy_loss, (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


def networks_of(config: Config, n_features: int, n_actions: int, device: torch.device | str = "cpu") -> tuple[nn.Sequential, nn.Sequential]:
    """Build actor and critic with weights seeded by ``config.seed``; this seeds PyTorch's global generator.

    Args:
        config: Its ``hidden``, ``observation_scale`` and ``seed`` are used.
        n_features: Length of an observation.
        n_actions: Number of actions.
        device: Where the networks shall live.

    Raises:
        ValueError: A width is less than 1, or there is not one scale factor for each feature.
    """
    torch.manual_seed(config.seed)
    actor = networks.mlp(n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    return actor, networks.mlp(n_features, config.hidden, 1, scale=config.observation_scale).to(device)


def backward(config: Config, actor: nn.Module, critic: nn.Module, rows: Rows, n_steps: int = 0) -> Update:
    """Leave the gradients of both losses on a rollout, each network's cut to length, in the parameters.

    Args:
        config: The discount, lambda, weights of the losses and the length of a gradient.
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``. Earlier gradients are dropped.
        critic: Observations ``[n, n_features]`` to values ``[n, 1]``, on the actor's device.
        rows: The rollout, with at least one valid row.
        n_steps: Environment steps of training so far; only noted in the result.

    Raises:
        ValueError: All rows are resets.
    """
    if not rows.valid.any():
        raise ValueError(f"all {rows.valid.size} rows are resets, expected at least one transition")
    valid = rows.valid
    device = next(actor.parameters()).device
    observations = networks.as_input(rows.observations.reshape(-1, rows.observations.shape[-1]), device)
    following = networks.as_input(rows.next_observations.reshape(observations.shape), device)
    values = critic(observations).squeeze(-1)  # [n_steps * n_envs]
    with torch.no_grad():
        next_values = critic(following).squeeze(-1)
    old_values = values.detach().cpu().numpy()
    advantages = gae(
        rows.rewards,
        old_values.reshape(valid.shape),
        next_values.cpu().numpy().reshape(valid.shape),
        rows.terminated,
        rows.truncated,
        gamma=config.gamma,
        gae_lambda=config.gae_lambda,
    ).reshape(-1)
    kept = np.flatnonzero(valid)
    weights = advantages[kept]
    targets, spread = weights + old_values[kept], float(weights.std())
    if config.normalise_advantages and len(weights) > 1:
        weights = (weights - weights.mean()) / (spread + 1e-8)
    chosen = torch.from_numpy(kept).to(device)
    actions = torch.from_numpy(rows.actions.reshape(-1)[kept]).to(device)
    log_probabilities, entropies = terms(actor(observations[chosen]), actions)
    everything = torch.ones_like(chosen, dtype=torch.bool)  # the resets are out already
    advantage_weights, value_targets = (torch.from_numpy(array).to(device) for array in (weights, targets))
    policy_loss, value_loss, entropy = losses(log_probabilities, entropies, values[chosen], advantage_weights, value_targets, everything)
    for network in (actor, critic):
        network.zero_grad()
    (policy_loss + 0.5 * value_loss - config.entropy_weight * entropy).backward()
    for network in (actor, critic):
        nn.utils.clip_grad_norm_(network.parameters(), config.max_gradient_norm)
    return Update(n_steps, policy_loss.item(), value_loss.item(), entropy.item(), spread)


def train(
    config: Config,
    device: torch.device | str = "cpu",
    *,
    show_progress: bool = True,
    on_evaluation: Callable[[Evaluation], None] | None = None,
) -> Result:
    """Train one agent. Where a notebook's cell is stopped, what it has learned so far comes back.

    Args:
        config: All choices of the run.
        device: Where the networks live.
        show_progress: Whether to print a progress bar with the running return.
        on_evaluation: Called after each evaluation, to draw a live plot for example.

    Raises:
        ValueError: The environment's actions are not discrete, its observations are no vectors, there is not one scale factor for each
            feature, or a number of environments, steps or neurons is less than 1.
    """
    envs = vector.make(config.env_id, config.n_envs)
    actor, critic = networks_of(config, *vector.sizes_of(envs), device)
    groups = [
        {"params": list(actor.parameters()), "lr": config.actor_learning_rate},
        {"params": list(critic.parameters()), "lr": config.critic_learning_rate},
    ]
    optimiser = torch.optim.Adam(groups, fused=True)
    sample = networks.sampling_policy(actor, np.random.default_rng(config.seed))
    greedy = networks.greedy_policy(actor)
    rollout = vector.Rollout(envs, seed=config.seed)

    watch = Stopwatch()
    updates: list[Update] = []
    evaluations: list[Evaluation] = []
    solved = False
    shown = live.progress(total=config.total_steps, description=f"A2C, seed {config.seed}") if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while rollout.n_steps < config.total_steps and not solved:
            before = rollout.n_steps
            with watch("act and step"):
                rows = collect(rollout, sample, config.rollout_steps)
            with watch("update"):
                updates.append(backward(config, actor, critic, rows, rollout.n_steps))
                optimiser.step()
            if config.evaluate_every and rollout.n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    seed = config.seed + EVALUATION_SEED_OFFSET
                    returns = evaluation.returns_of(greedy, config.env_id, seed=seed, n_episodes=config.evaluation_episodes)
                    evaluations.append(Evaluation(rollout.n_steps, float(returns.mean())))
                solved = config.stop_at is not None and evaluations[-1].mean_return >= config.stop_at
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
                bar.set_postfix({"greedy return": f"{evaluations[-1].mean_return:.1f}"}, refresh=False)
            bar.update(min(rollout.n_steps, config.total_steps) - before)
    envs.close()
    return Result(config, actor, critic, rollout.n_steps, updates, rollout.episodes(), evaluations, watch.seconds)
