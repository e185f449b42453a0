"""The fast proximal policy optimisation (PPO) of part 8.7, in one file that is read from top to bottom.

It plays discrete actions (a softmax over logits) and continuous ones (a Gaussian of its own spread for each dimension). What makes it fast
on a CPU: environments that one call steps, acting with NumPy on views of the weights, old log-probabilities, values and advantages once for
each rollout, one gather for each minibatch, fused Adam, and a single thread, which the program that calls :func:`train` sets once
(``torch.set_num_threads(1)``).

Source: Schulman et al., "Proximal policy optimization algorithms" (2017); advantages by Schulman et al. (2016), as in part 5.6; the details
by Huang et al., "The 37 implementation details of proximal policy optimization" (2022).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import gymnasium as gym
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm.std import tqdm

from rlcourse.agents import a2c, evaluation, networks
from rlcourse.environments import pendulum, vector
from rlcourse.figures import live
from rlcourse.stopwatch import Stopwatch


@dataclass(frozen=True, kw_only=True)
class Config:
    """All choices of a run. The defaults are for CartPole-v1."""

    seed: int
    """Seeds the weights, the sampling of actions, the minibatches and the training environments. Evaluations take
    ``seed + a2c.EVALUATION_SEED_OFFSET``."""
    env_id: str = "CartPole-v1"
    total_steps: int = 30_000
    """Environment steps at most, all environments together. The learning rate falls towards this step."""
    n_envs: int = 16
    """Environments that are stepped together."""
    rollout_steps: int = 64
    """Vector steps from one update to the next: an update sees ``rollout_steps * n_envs`` rows, resets included."""
    epochs: int = 8
    """How often an update goes through its rollout, at most."""
    minibatch_size: int = 256
    """Rows in one gradient step; the last of an epoch has what is left."""
    hidden: tuple[int, ...] = (64,)
    """Hidden layers of the actor, and of the critic."""
    observation_scale: tuple[float, ...] | None = (0.5, 0.5, 5.0, 0.5)
    """Factors that bring the features into a like range."""
    reward_scale: float = 0.03
    """Factor of the rewards in learning; returns are reported without it. It keeps what the critic has to predict near 1."""
    gamma: float = 0.99
    gae_lambda: float = 0.98
    """From 0, trust the critic after one step, to 1, trust the rewards to the end of the rollout."""
    bootstrap_truncated: bool = True
    """Whether what follows a truncated step counts by its value, as it should; ``False`` is for the ablation."""
    clip: float = 0.2
    """How far the ratio of new to old probability may go from 1 before it earns nothing more; ``math.inf`` for no clip."""
    target_kl: float | None = 0.05
    """An update ends before the gradient step on a minibatch whose estimated KL divergence is above this; ``None`` for never."""
    learning_rate: float = 3e-3
    """Step size of Adam at the start."""
    falling_rate: bool = True
    """Whether the step size falls on a straight line to 0 at ``total_steps``."""
    normalise_advantages: bool = True
    """Whether each rollout's advantages are shifted and scaled to mean 0 and standard deviation 1 (one alone is left as it is)."""
    entropy_weight: float = 0.0
    """What a nat of the policy's entropy is worth in the loss."""
    max_gradient_norm: float | None = None
    """A longer gradient, over the weights of both networks **together**, is cut to this length; ``None`` for no cut."""
    first_log_spread: float = 0.0
    """Logarithm of the Gaussian's standard deviation at the start, where 1 is the largest action; for continuous actions alone."""
    evaluate_every: int = 1_024
    """Environment steps from one evaluation to the next; 0 for none."""
    evaluation_episodes: int = 20
    stop_at: float | None = None
    """Stop when an evaluation's mean return reaches this; ``None`` trains to the end."""


PENDULUM = Config(
    seed=0,
    env_id=pendulum.ENV_ID,
    total_steps=40_000,
    rollout_steps=128,
    epochs=10,
    hidden=(64, 64),
    observation_scale=(1.0, 1.0, 0.25),
    reward_scale=0.1,
    gamma=0.96,
    gae_lambda=0.9,
    learning_rate=3e-3,
    evaluate_every=4_096,
)
"""Choices for Pendulum-v1."""


class Update(NamedTuple):
    """What one update did: means over its gradient steps."""

    n_steps: int
    """Environment steps of training so far."""
    n_gradient_steps: int
    """Fewer than ``epochs`` times the minibatches where the KL divergence ended the update."""
    objective: float
    """Clipped objective, which is ascended."""
    value_loss: float
    """Mean squared error of the values against their targets, of scaled rewards."""
    entropy: float
    """Mean entropy of the policy, in nats."""
    kl: float
    """Estimated KL divergence of the policy from the one that collected, at the last minibatch that was looked at."""
    clipped: float
    """Share of rows whose ratio was clipped away: they give the actor no gradient."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: Config
    actor: "Actor"
    critic: nn.Sequential
    """Observations ``[n, n_features]`` to values ``[n, 1]``."""
    n_steps: int
    """Environment steps taken."""
    updates: list[Update]
    episodes: vector.Episodes
    """The episodes of training, with sampled actions."""
    evaluations: list[a2c.Evaluation]
    seconds: dict[str, float]
    """CPU seconds of each stretch of the loop."""


class Actor(nn.Module):
    """A policy for either kind of actions. Continuous ones are counted in units of the largest action, from -1 to 1.

    Args:
        network: Observations ``[n, n_features]`` to logits ``[n, n_actions]``, or to means ``[n, n_dimensions]``.
        first_log_spread: Logarithm of the standard deviation to begin with, the same in every state; ``None`` for discrete actions.
        n_dimensions: Numbers in a continuous action.
    """

    def __init__(self, network: nn.Sequential, first_log_spread: float | None = None, n_dimensions: int = 0) -> None:
        super().__init__()
        self.network = network
        self.log_spread = None if first_log_spread is None else nn.Parameter(torch.full((n_dimensions,), first_log_spread))

    def forward(self, observations: torch.Tensor, actions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-probabilities (or log-densities) of actions, and entropies in nats, each ``[n]``.

        Args:
            observations: Shape ``[n, n_features]``.
            actions: Shape ``[n]``, int64, or ``[n, n_dimensions]``, float32.
        """
        outputs = self.network(observations)
        if self.log_spread is None:
            return a2c.terms(outputs, actions)
        return gaussian_terms(outputs, self.log_spread, actions)


def gaussian_terms(means: torch.Tensor, log_spreads: torch.Tensor, actions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Log-densities of actions under independent Gaussians, and the entropies, in nats; gradients flow from both.

    Args:
        means: Shape ``[..., n_dimensions]``.
        log_spreads: Logarithms of the standard deviations, shape ``[n_dimensions]``.
        actions: Shape ``[..., n_dimensions]``.

    Returns:
        Two tensors of shape ``[...]``.
    """
    half_log_two_pi = 0.5 * math.log(2 * math.pi)
    log_density = -0.5 * ((actions - means) * (-log_spreads).exp()).square() - log_spreads - half_log_two_pi
    entropy = (log_spreads + 0.5 + half_log_two_pi).sum()
    return log_density.sum(dim=-1), entropy.expand(means.shape[:-1])


def objective(log_probabilities: torch.Tensor, old: torch.Tensor, advantages: torch.Tensor, clip: float) -> torch.Tensor:
    """The clipped objective of a minibatch, a scalar to be ascended; ``old`` and ``advantages`` are constants.

    Args:
        log_probabilities: Of the actions, by the policy that learns; shape ``[n]``, as all.
        old: The same by the policy that collected.
        advantages: How much better the actions were than expected.
        clip: How far the ratio may go from 1.
    """
    ratio = (log_probabilities - old).exp()
    return torch.minimum(ratio * advantages, ratio.clamp(1 - clip, 1 + clip) * advantages).mean()


def kl_estimate(log_probabilities: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
    """Estimate KL(old || new) from samples of the old policy: the mean of ``r - 1 - log r``, no term of which is below 0.

    Source: Schulman, "Approximating KL divergence" (2020).
    """
    log_ratio = log_probabilities - old
    return (log_ratio.exp() - 1 - log_ratio).mean()


def minibatches(n: int, size: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """The rows of each minibatch of one epoch, which goes once through all ``n`` rows in a new order; the last one has what is left."""
    order = rng.permutation(n)
    return [order[start : start + size] for start in range(0, n, size)]


class Batch(NamedTuple):
    """The valid rows of a rollout, flat, and what does not change while an update goes through them."""

    observations: torch.Tensor
    """Shape ``[n, n_features]``."""
    actions: torch.Tensor
    """Shape ``[n]`` or ``[n, n_dimensions]``."""
    old: torch.Tensor
    """Log-probabilities by the policy that collected, shape ``[n]``."""
    advantages: torch.Tensor
    """Shape ``[n]``."""
    targets: torch.Tensor
    """What the critic should say, shape ``[n]``."""


def prepare(config: Config, actor: Actor, critic: nn.Module, rows: a2c.Rows) -> Batch:
    """Compute all constants of an update on a rollout.

    Args:
        config: Its discount, lambda, reward scale and ``normalise_advantages`` are used.
        actor: The policy that collected.
        critic: Observations ``[n, n_features]`` to values ``[n, 1]``, on the actor's device.
        rows: The rollout, with at least one valid row.

    Raises:
        ValueError: All rows are resets.
    """
    valid = rows.valid
    if not valid.any():
        raise ValueError(f"all {valid.size} rows are resets, expected at least one transition")
    device = next(actor.parameters()).device
    observations = networks.as_input(rows.observations.reshape(-1, rows.observations.shape[-1]), device)
    following = networks.as_input(rows.next_observations.reshape(observations.shape), device)
    with torch.no_grad():
        values, next_values = (critic(seen).squeeze(-1).cpu().numpy() for seen in (observations, following))
    advantages = a2c.gae(
        rows.rewards * np.float32(config.reward_scale),
        values.reshape(valid.shape),
        next_values.reshape(valid.shape),
        rows.terminated if config.bootstrap_truncated else rows.terminated | rows.truncated,
        rows.truncated,
        gamma=config.gamma,
        gae_lambda=config.gae_lambda,
    ).reshape(-1)
    kept = np.flatnonzero(valid)
    weights = advantages[kept]
    targets = weights + values[kept]
    if config.normalise_advantages and len(weights) > 1:
        weights = (weights - weights.mean()) / (weights.std() + 1e-8)
    chosen = torch.from_numpy(kept).to(device)
    actions = torch.from_numpy(rows.actions.reshape(valid.size, *rows.actions.shape[2:])[kept]).to(device)
    observations = observations[chosen]
    with torch.no_grad():
        old, _ = actor(observations, actions)
    return Batch(observations, actions, old, torch.from_numpy(weights).to(device), torch.from_numpy(targets).to(device))


def improve(
    config: Config,
    actor: Actor,
    critic: nn.Module,
    optimiser: torch.optim.Optimizer,
    batch: Batch,
    rng: np.random.Generator,
    n_steps: int = 0,
) -> Update:
    """Take the gradient steps of one update.

    Args:
        config: Epochs, minibatch size, clip, the KL divergence that ends the update, weights of the losses.
        actor: The policy; changes in place.
        critic: Observations ``[n, n_features]`` to values ``[n, 1]``; changes in place.
        optimiser: Holds the weights of both.
        batch: What :func:`prepare` gave.
        rng: Orders the rows.
        n_steps: Environment steps of training so far; only noted in the result.
    """
    weights = [*actor.parameters(), *critic.parameters()]
    sums, n_gradient_steps, kl = torch.zeros(4), 0, 0.0
    for rows in (rows for _ in range(config.epochs) for rows in minibatches(len(batch.old), config.minibatch_size, rng)):
        chosen = torch.from_numpy(rows).to(batch.old.device)
        observations, actions, old, advantages, targets = (column[chosen] for column in batch)
        log_probabilities, entropies = actor(observations, actions)
        with torch.no_grad():
            kl = kl_estimate(log_probabilities, old).item()
        if config.target_kl is not None and kl > config.target_kl:
            break
        gain = objective(log_probabilities, old, advantages, config.clip)
        value_loss = (critic(observations).squeeze(-1) - targets).square().mean()
        entropy = entropies.mean()
        optimiser.zero_grad()
        (0.5 * value_loss - gain - config.entropy_weight * entropy).backward()
        if config.max_gradient_norm is not None:
            nn.utils.clip_grad_norm_(weights, config.max_gradient_norm)
        optimiser.step()
        n_gradient_steps += 1
        with torch.no_grad():
            log_ratio = log_probabilities - old
            away = torch.where(advantages > 0, log_ratio > math.log1p(config.clip), log_ratio < _log_lower(config.clip))
            sums += torch.stack((gain, value_loss, entropy, away.float().mean())).cpu()
    gained, error, spread, clipped = (sums / max(n_gradient_steps, 1)).tolist()
    return Update(n_steps, n_gradient_steps, gained, error, spread, kl, clipped)


def _log_lower(clip: float) -> float:
    """Logarithm of the smallest ratio that still gives a gradient where the advantage is negative."""
    return math.log(1 - clip) if clip < 1 else -math.inf


def networks_of(config: Config, envs: vector.AnyVectorEnv, device: torch.device | str = "cpu") -> tuple[Actor, nn.Sequential]:
    """Build actor and critic with weights seeded by ``config.seed``; this seeds PyTorch's global generator.

    The actor's last layer begins a hundred times smaller than usual: the first policy is nearly the same in every state.

    Args:
        config: Its ``hidden``, ``observation_scale``, ``first_log_spread`` and ``seed`` are used.
        envs: Tell how many features and actions there are.
        device: Where the networks shall live.

    Raises:
        ValueError: The observations are no vectors, the actions are neither discrete nor a vector between a bound and its negative, a width
            is less than 1, or there is not one scale factor for each feature.
    """
    torch.manual_seed(config.seed)
    space = envs.single_action_space
    if isinstance(space, gym.spaces.Box):
        seen = envs.single_observation_space.shape
        if seen is None or len(seen) != 1 or len(space.shape) != 1 or not np.isfinite(space.high).all() or (space.low != -space.high).any():
            raise ValueError(f"the environment has observations of shape {seen} and actions {space}, expected vectors, the actions bounded")
        n_features, n_outputs = seen[0], space.shape[0]
        first_log_spread: float | None = config.first_log_spread
    else:
        n_features, n_outputs = vector.sizes_of(envs)
        first_log_spread = None
    network = networks.mlp(n_features, config.hidden, n_outputs, scale=config.observation_scale)
    with torch.no_grad():
        for parameter in network[-1].parameters():
            parameter.mul_(0.01)
    critic = networks.mlp(n_features, config.hidden, 1, scale=config.observation_scale)
    return Actor(network, first_log_spread, n_outputs).to(device), critic.to(device)


def greedy_policy(actor: Actor, envs: vector.AnyVectorEnv) -> evaluation.Policy:
    """The likeliest action: of the largest logit, or the Gaussian's mean, in the environment's units."""
    if actor.log_spread is None:
        return networks.greedy_policy(actor.network)
    outputs, largest = networks.outputs_of(actor.network), _largest(envs)
    return lambda observations: outputs(observations).clip(-1, 1) * largest


def _largest(envs: vector.AnyVectorEnv) -> NDArray[np.float32]:
    """The largest action in each dimension."""
    space = envs.single_action_space
    assert isinstance(space, gym.spaces.Box)
    return space.high.astype(np.float32)


def collect(rollout: vector.Rollout, actor: Actor, rng: np.random.Generator, n_steps: int) -> a2c.Rows:
    """Step all environments ``n_steps`` times with sampled actions.

    Continuous actions stand in the rows as they were drawn, in units of the largest: what is beyond -1 and 1 is cut on the way to the
    environment alone, since the log-density is that of the draw.

    Args:
        rollout: The environments; it goes on from where it stands.
        actor: The policy.
        rng: Draws the actions.
        n_steps: Number of vector steps, at least 1.

    Raises:
        ValueError: ``n_steps`` is less than 1.
    """
    if actor.log_spread is None:
        return a2c.collect(rollout, networks.sampling_policy(actor.network, rng), n_steps)
    if n_steps < 1:
        raise ValueError(f"n_steps is {n_steps}, expected at least 1")
    outputs, largest = networks.outputs_of(actor.network), _largest(rollout.env)
    spread = actor.log_spread.detach().exp().cpu().numpy()
    steps: list[vector.Step] = []
    while len(steps) < n_steps:
        means = outputs(rollout.observations)
        drawn = means + spread * rng.standard_normal(means.shape, dtype=np.float32)
        step = rollout.step(drawn.clip(-1, 1) * largest)
        if step.valid.any():  # a step in which each of them resets is no step
            steps.append(step._replace(actions=drawn))
    observations, actions, rewards, following, terminated, truncated, valid, _ = (np.stack(column) for column in zip(*steps, strict=True))
    return a2c.Rows(observations, actions, rewards, following, terminated, truncated, valid)


def train(
    config: Config,
    device: torch.device | str = "cpu",
    *,
    show_progress: bool = True,
    on_evaluation: Callable[[a2c.Evaluation], None] | None = None,
) -> Result:
    """Train one agent. Where a notebook's cell is stopped, what it has learned so far comes back.

    Args:
        config: All choices of the run.
        device: Where the networks live.
        show_progress: Whether to print a progress bar with the running return.
        on_evaluation: Called after each evaluation, to draw a live plot for example.

    Raises:
        ValueError: The environment's actions are neither discrete nor bounded vectors, its observations are no vectors, there is not one
            scale factor for each feature, or a number of environments, steps or neurons is less than 1.
    """
    envs = vector.make(config.env_id, config.n_envs)
    actor, critic = networks_of(config, envs, device)
    optimiser = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=config.learning_rate, fused=True)
    rng = np.random.default_rng(config.seed)
    greedy = greedy_policy(actor, envs)
    rollout = vector.Rollout(envs, seed=config.seed)

    watch = Stopwatch()
    updates: list[Update] = []
    evaluations: list[a2c.Evaluation] = []
    solved = False
    shown = live.progress(total=config.total_steps, description=f"PPO, seed {config.seed}") if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while rollout.n_steps < config.total_steps and not solved:
            before = rollout.n_steps
            if config.falling_rate:
                for group in optimiser.param_groups:
                    group["lr"] = config.learning_rate * (1 - before / config.total_steps)
            with watch("act and step"):
                rows = collect(rollout, actor, rng, config.rollout_steps)
            with watch("advantages"):
                batch = prepare(config, actor, critic, rows)
            with watch("update"):
                updates.append(improve(config, actor, critic, optimiser, batch, rng, rollout.n_steps))
            if config.evaluate_every and rollout.n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    seed = config.seed + a2c.EVALUATION_SEED_OFFSET
                    returns = evaluation.returns_of(greedy, config.env_id, seed=seed, n_episodes=config.evaluation_episodes)
                    evaluations.append(a2c.Evaluation(rollout.n_steps, float(returns.mean())))
                solved = config.stop_at is not None and evaluations[-1].mean_return >= config.stop_at
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
                bar.set_postfix({"greedy return": f"{evaluations[-1].mean_return:.1f}"}, refresh=False)
            bar.update(min(rollout.n_steps, config.total_steps) - before)
    envs.close()
    return Result(config, actor, critic, rollout.n_steps, updates, rollout.episodes(), evaluations, watch.seconds)
