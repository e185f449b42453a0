"""The fast trust-region policy optimisation (TRPO) of part 8.6, in one file that is read from top to bottom.

What makes it fast on a CPU: sixteen environments that one call steps, acting with NumPy on views of the weights, advantages in NumPy, and
the graph of the divergence's gradient, which is built once an update and serves every product with the Fisher matrix. The program that
calls :func:`train` sets a single thread once (``torch.set_num_threads(1)``).

Source: Schulman et al., "Trust region policy optimization" (2015); Kakade, "A natural policy gradient" (2001); Schulman et al.,
"High-dimensional continuous control using generalized advantage estimation" (2016).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from tqdm.std import tqdm

from rlcourse.agents import a2c, evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import live
from rlcourse.stopwatch import Stopwatch


@dataclass(frozen=True, kw_only=True)
class Config:
    """All choices of a run. The defaults are for CartPole-v1."""

    seed: int
    """Seeds the weights, the sampling of actions, the critic's minibatches and the training environments. Evaluations take
    ``seed + EVALUATION_SEED_OFFSET``."""
    env_id: str = "CartPole-v1"
    total_steps: int = 30_000
    """Environment steps, all environments together; the last rollout is played to its end."""
    n_envs: int = 16
    """Environments that are stepped together."""
    rollout_steps: int = 64
    """Vector steps from one update to the next: an update sees ``rollout_steps * n_envs`` rows, resets included."""
    hidden: tuple[int, ...] = (64,)
    """Hidden layers of the actor, and of the critic."""
    observation_scale: tuple[float, ...] | None = (0.5, 0.5, 5.0, 0.5)
    """Factors that bring the features into a like range (the pole's angle stays below 0.21, the other three reach 2 and more)."""
    gamma: float = 0.99
    gae_lambda: float = 0.97
    """From 0, trust the critic after one step, to 1, trust the rewards to the end of the rollout."""
    max_kl: float = 0.01
    """Bound on the mean divergence of the new policy from the old one, in nats."""
    damping: float = 0.1
    """What is added to the diagonal of the Fisher matrix."""
    cg_iterations: int = 10
    """Steps of conjugate gradient at most."""
    cg_tolerance: float = 1e-3
    """Conjugate gradient stops where the residual's length is at most this share of the gradient's."""
    backtrack: float = 0.5
    """A step that the line search refuses is shortened by this factor."""
    max_tries: int = 10
    """Lengths that the line search tries before the policy stays where it is."""
    reward_scale: float = 0.01
    """Factor on the rewards, which keeps the critic's targets near 1."""
    critic_learning_rate: float = 3e-3
    critic_epochs: int = 8
    """Passes over the rollout in which the critic is fitted."""
    critic_batch: int = 256
    """Rows of one of the critic's gradient steps."""
    evaluate_every: int = 1_000
    """Environment steps from one evaluation to the next; 0 for none."""
    evaluation_episodes: int = 20


EVALUATION_SEED_OFFSET = 1_000_000
"""Keeps the environments of evaluations during training apart from those of training. The final judgement takes a third seed."""


class PolicyStep(NamedTuple):
    """What one step of the policy did."""

    fraction: float
    """Share of the full step that was taken; 0 where every length was refused."""
    kl: float
    """Mean divergence of the new policy from the old one, in nats."""
    gain: float
    """Rise of the surrogate objective."""
    expected_gain: float
    """What the full step would gain if the surrogate were a straight line."""
    length: float
    """Euclidean length of the step that was taken."""


class Update(NamedTuple):
    """What one update did."""

    n_steps: int
    """Environment steps of training so far."""
    step: PolicyStep
    entropy: float
    """Mean entropy of the policy before its step, in nats."""
    value_loss: float
    """Mean squared error of the values against their targets, before the critic is fitted."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: Config
    actor: nn.Sequential
    """Observations ``[n, n_features]`` to logits ``[n, n_actions]``."""
    critic: nn.Sequential
    """Observations ``[n, n_features]`` to values ``[n, 1]`` of the scaled rewards."""
    n_steps: int
    """Environment steps taken."""
    updates: list[Update]
    episodes: vector.Episodes
    """The episodes of training, with sampled actions."""
    evaluations: list[a2c.Evaluation]
    seconds: dict[str, float]
    """CPU seconds of each stretch of the loop."""


def networks_of(config: Config, n_features: int, n_actions: int, device: torch.device | str = "cpu") -> tuple[nn.Sequential, nn.Sequential]:
    """Build actor and critic with weights seeded by ``config.seed``; this seeds PyTorch's global generator.

    Args:
        config: Its ``hidden``, ``observation_scale`` and ``seed`` are used.
        n_features: Length of an observation.
        n_actions: Number of actions.
        device: Where the networks live.

    Raises:
        ValueError: A width is less than 1, or there is not one scale factor for each feature.
    """
    torch.manual_seed(config.seed)
    actor = networks.mlp(n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    return actor, networks.mlp(n_features, config.hidden, 1, scale=config.observation_scale).to(device)


def set_weights(network: nn.Module, flat: torch.Tensor) -> None:
    """Write a vector of weights into a network, in place: views of the weights, as those that :mod:`networks` acts with, stay right.

    (``nn.utils.vector_to_parameters`` would give the network new memory instead.)

    Args:
        network: Any module.
        flat: Shape ``[n_weights]``, in the order of ``nn.utils.parameters_to_vector``.
    """
    parameters = list(network.parameters())
    pieces = flat.detach().split([parameter.numel() for parameter in parameters])
    with torch.no_grad():
        for parameter, piece in zip(parameters, pieces, strict=True):
            parameter.copy_(piece.view_as(parameter))


def flatten(parts: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """Gradients of a network's parameters as one vector."""
    return torch.cat([part.reshape(-1) for part in parts])


def conjugate_gradient(
    product: Callable[[torch.Tensor], torch.Tensor], b: torch.Tensor, *, n_iterations: int, tolerance: float
) -> torch.Tensor:
    """Solve ``F x = b`` for a positive definite ``F`` that is known by its products alone, starting from zero.

    Args:
        product: Gives ``F v`` for a ``v`` of shape ``[n]``.
        b: Shape ``[n]``.
        n_iterations: Products at most.
        tolerance: Share of b's length at which the residual is short enough.

    Source:
        Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems" (1952).
    """
    x = torch.zeros_like(b)
    residual, direction = b.clone(), b.clone()
    squared = residual.dot(residual)
    enough = tolerance**2 * squared
    for _ in range(n_iterations):
        if squared <= enough:
            break
        image = product(direction)
        step = squared / direction.dot(image)
        x += step * direction
        residual -= step * image
        before, squared = squared, residual.dot(residual)
        direction = residual + squared / before * direction
    return x


def policy_step(
    config: Config, actor: nn.Module, observations: torch.Tensor, actions: torch.Tensor, advantages: torch.Tensor
) -> tuple[PolicyStep, float]:
    """Take the natural-gradient step to the edge of the trust region, shortened until the policy is better and inside. Changes the actor.

    Args:
        config: The bound, the damping, conjugate gradient and line search.
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``.
        observations: Shape ``[n, n_features]``.
        actions: Shape ``[n]``, int64.
        advantages: Shape ``[n]``; constants.

    Returns:
        What the step did, and the mean entropy of the policy before it.
    """
    parameters = list(actor.parameters())
    log_policy = actor(observations).log_softmax(dim=-1)  # [n, n_actions]
    old_log_policy = log_policy.detach()
    old_policy = old_log_policy.exp()
    entropy = -(old_policy * old_log_policy).sum(dim=-1).mean()
    chosen = actions.unsqueeze(-1)  # [n, 1]
    old_chosen = old_log_policy.gather(-1, chosen).squeeze(-1)

    def surrogate(new_log_policy: torch.Tensor) -> torch.Tensor:
        ratios = (new_log_policy.gather(-1, chosen).squeeze(-1) - old_chosen).exp()
        return (ratios * advantages).mean()

    def divergence(new_log_policy: torch.Tensor) -> torch.Tensor:
        return (old_policy * (old_log_policy - new_log_policy)).sum(dim=-1).mean()

    before = surrogate(log_policy)
    gradient = flatten(torch.autograd.grad(before, parameters, retain_graph=True))
    slopes = flatten(torch.autograd.grad(divergence(log_policy), parameters, create_graph=True))  # zero, but with a graph

    def product(direction: torch.Tensor) -> torch.Tensor:
        curved = torch.autograd.grad(slopes, parameters, grad_outputs=direction, retain_graph=True)
        return flatten(curved) + config.damping * direction

    x = conjugate_gradient(product, gradient, n_iterations=config.cg_iterations, tolerance=config.cg_tolerance)
    curvature = x.dot(gradient).item()  # which is x F x: x is orthogonal to the residual
    old = nn.utils.parameters_to_vector(parameters).detach()
    if not curvature > 0.0:  # no gradient, nowhere to go
        return PolicyStep(0.0, 0.0, 0.0, 0.0, 0.0), entropy.item()
    full = (2.0 * config.max_kl / curvature) ** 0.5 * x
    expected = full.dot(gradient).item()
    for number in range(config.max_tries):
        fraction = config.backtrack**number
        set_weights(actor, old + fraction * full)
        with torch.no_grad():
            new_log_policy = actor(observations).log_softmax(dim=-1)
            gain = (surrogate(new_log_policy) - before).item()
            kl = divergence(new_log_policy).item()
        if gain > 0.0 and kl <= config.max_kl:
            return PolicyStep(fraction, kl, gain, expected, fraction * full.norm().item()), entropy.item()
    set_weights(actor, old)
    return PolicyStep(0.0, 0.0, 0.0, expected, 0.0), entropy.item()


def update(
    config: Config,
    actor: nn.Module,
    critic: nn.Module,
    optimiser: torch.optim.Optimizer,
    rows: a2c.Rows,
    rng: np.random.Generator,
    n_steps: int = 0,
) -> Update:
    """One step of the policy on a rollout, and some passes of the critic over it. Resets are left out.

    Args:
        config: All other choices.
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``.
        critic: Observations ``[n, n_features]`` to values ``[n, 1]``, on the actor's device.
        optimiser: Of the critic's weights.
        rows: The rollout, with at least one valid row.
        rng: Shuffles the critic's minibatches.
        n_steps: Environment steps of training so far; only noted in the result.

    Raises:
        ValueError: All rows are resets.
    """
    kept = np.flatnonzero(rows.valid)
    if not len(kept):
        raise ValueError(f"all {rows.valid.size} rows are resets, expected at least one transition")
    device = next(actor.parameters()).device
    everywhere = networks.as_input(rows.observations.reshape(-1, rows.observations.shape[-1]), device)
    following = networks.as_input(rows.next_observations.reshape(everywhere.shape), device)
    with torch.no_grad():
        values, next_values = (critic(one).squeeze(-1).cpu().numpy().reshape(rows.valid.shape) for one in (everywhere, following))
    advantages = a2c.gae(
        np.float32(config.reward_scale) * rows.rewards,
        values,
        next_values,
        rows.terminated,
        rows.truncated,
        gamma=config.gamma,
        gae_lambda=config.gae_lambda,
    ).reshape(-1)[kept]
    targets = torch.from_numpy(advantages + values.reshape(-1)[kept]).to(device)
    weights = torch.from_numpy((advantages - advantages.mean()) / (advantages.std() + 1e-8)).to(device)
    observations = everywhere[torch.from_numpy(kept).to(device)]
    actions = torch.from_numpy(rows.actions.reshape(-1)[kept]).to(device)
    step, entropy = policy_step(config, actor, observations, actions, weights)
    value_loss = float(np.square(advantages).mean())  # target less value is the advantage
    for _ in range(config.critic_epochs):
        order = torch.from_numpy(rng.permutation(len(kept))).to(device)
        for batch in order.split(config.critic_batch):
            loss = (critic(observations[batch]).squeeze(-1) - targets[batch]).square().mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return Update(n_steps, step, entropy, value_loss)


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
        ValueError: The environment's actions are not discrete, its observations are no vectors, there is not one scale factor for each
            feature, or a number of environments, steps or neurons is less than 1.
    """
    envs = vector.make(config.env_id, config.n_envs)
    actor, critic = networks_of(config, *vector.sizes_of(envs), device)
    optimiser = torch.optim.Adam(critic.parameters(), lr=config.critic_learning_rate, fused=True)
    rng = np.random.default_rng(config.seed)
    sample, greedy = networks.sampling_policy(actor, rng), networks.greedy_policy(actor)
    rollout = vector.Rollout(envs, seed=config.seed)

    watch = Stopwatch()
    updates: list[Update] = []
    evaluations: list[a2c.Evaluation] = []
    shown = live.progress(total=config.total_steps, description=f"TRPO, seed {config.seed}") if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while rollout.n_steps < config.total_steps:
            before = rollout.n_steps
            with watch("act and step"):
                rows = a2c.collect(rollout, sample, config.rollout_steps)
            with watch("update"):
                updates.append(update(config, actor, critic, optimiser, rows, rng, rollout.n_steps))
            if config.evaluate_every and rollout.n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    seed = config.seed + EVALUATION_SEED_OFFSET
                    returns = evaluation.returns_of(greedy, config.env_id, seed=seed, n_episodes=config.evaluation_episodes)
                    evaluations.append(a2c.Evaluation(rollout.n_steps, float(returns.mean())))
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
                bar.set_postfix({"greedy return": f"{evaluations[-1].mean_return:.1f}"}, refresh=False)
            bar.update(min(rollout.n_steps, config.total_steps) - before)
    envs.close()
    return Result(config, actor, critic, rollout.n_steps, updates, rollout.episodes(), evaluations, watch.seconds)


def held(result: Result) -> float:
    """Mean return over the evaluations of the last fifth of training.

    Raises:
        ValueError: There is no evaluation in the last fifth.
    """
    last = [found.mean_return for found in result.evaluations if found.n_steps > 0.8 * result.n_steps]
    if not last:
        raise ValueError(f"{len(result.evaluations)} evaluations, none in the last fifth of {result.n_steps} steps, expected one or more")
    return float(np.mean(last))
