"""The fast REINFORCE of part 5.5, in one file that is read from top to bottom.

What makes it fast on a CPU: sixteen episodes are played side by side, one call steps all of them, actions are drawn with NumPy on views of
the weights, and all their steps go through the network again in one large batch, once for each update. The program that calls
:func:`train` sets a single thread (``torch.set_num_threads(1)``).

Every update uses whole episodes, one from each environment: none is cut short because a batch is full, and short ones are not favoured.

Source: Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement learning" (1992); Sutton and Barto,
"Reinforcement Learning" (2nd edition), sections 13.3 and 13.4.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm.std import tqdm

from rlcourse.agents import evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import live
from rlcourse.stopwatch import Stopwatch

Baseline: TypeAlias = Literal["none", "episodes", "value"]
"""What is taken off the return: nothing, the mean return of the *other* episodes at the same step, or a network's estimate."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """All choices of a run. The defaults are for CartPole-v1."""

    seed: int
    """Seeds the weights, the actions and the training environments. Evaluations take ``seed + EVALUATION_SEED_OFFSET``."""
    env_id: str = "CartPole-v1"
    total_steps: int = 150_000
    """Environment steps: the last update is the one that reaches this number."""
    n_envs: int = 16
    """Episodes that are played side by side; there is one update for each such batch."""
    hidden: tuple[int, ...] = (64, 64)
    observation_scale: tuple[float, ...] | None = (0.5, 0.5, 5.0, 0.5)
    """Factors that bring the features into a like range."""
    gamma: float = 0.99
    baseline: Baseline = "episodes"
    bootstrap: bool = True
    """Whether the return of a truncated episode goes on with the network's estimate; only where ``baseline`` is ``"value"``."""
    learning_rate: float = 1e-2
    value_learning_rate: float = 1e-2
    value_updates: int = 5
    """Steps of the value network on each batch."""
    evaluate_every: int = 5_000
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


class Batch(NamedTuple):
    """Whole episodes side by side, one in each column; rows after an episode's end are no part of it."""

    observations: NDArray[np.float32]
    """Shape ``[n_steps, n_episodes, n_features]``, where ``n_steps`` is the length of the longest episode."""
    actions: NDArray[np.int64]
    """Shape ``[n_steps, n_episodes]``."""
    rewards: NDArray[np.float32]
    """0 after the end, shape ``[n_steps, n_episodes]``."""
    mask: NDArray[np.bool_]
    """Whether the step belongs to the episode, shape ``[n_steps, n_episodes]``."""
    last_observations: NDArray[np.float32]
    """What followed the last step, shape ``[n_episodes, n_features]``."""
    truncated: NDArray[np.bool_]
    """Whether the episode ended by the step limit alone, shape ``[n_episodes]``."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: Config
    network: nn.Sequential
    """The policy: observations to logits, one for each action."""
    value_network: nn.Sequential
    """Observations to values, untrained where the baseline is another one."""
    n_steps: int
    """Environment steps taken."""
    n_updates: int
    returns: NDArray[np.float64]
    """Undiscounted return of each training episode, in the order of their batches, shape ``[n_episodes]``."""
    ended_at: NDArray[np.int64]
    """Environment steps taken when the batch of each episode was complete, shape ``[n_episodes]``."""
    evaluations: list[Evaluation]
    seconds: dict[str, float]
    """CPU seconds of each stretch of the loop."""


def play(policy: evaluation.Policy, envs: vector.AnyVectorEnv, *, seed: int) -> Batch:
    """Play one whole episode in each sub-environment.

    An environment that has finished starts again by itself while the others go on; those further steps are masked out.

    Args:
        policy: Takes observations ``[n_envs, n_features]``, gives actions ``[n_envs]``.
        envs: The vector environment, which is reset first.
        seed: Seed of that reset.

    Raises:
        ValueError: The environment starts again in a way that :class:`rlcourse.environments.vector.Rollout` does not know, or an episode
            does not end.
    """
    rollout = vector.Rollout(envs, seed=seed)
    running, truncated = np.ones(rollout.n_envs, dtype=np.bool_), np.zeros(rollout.n_envs, dtype=np.bool_)
    last_observations = np.zeros_like(rollout.observations)
    steps: list[vector.Step] = []
    masks: list[NDArray[np.bool_]] = []
    while running.any():
        step = rollout.step(policy(rollout.observations))
        steps.append(step)
        masks.append(running)
        ends = running & (step.terminated | step.truncated)
        if ends.any():
            truncated |= ends & step.truncated & ~step.terminated
            last_observations[ends] = step.next_observations[ends]
            running = running & ~ends
        rollout.refuse_endless()
    mask = np.stack(masks)
    return Batch(
        np.stack([step.observations for step in steps]),
        np.stack([step.actions for step in steps]),
        np.stack([step.rewards for step in steps]) * mask,
        mask,
        last_observations,
        truncated,
    )


def returns_to_go(batch: Batch, gamma: float, values_after: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """Discounted sum of the rewards from each step to the end of its episode, shape ``[n_steps, n_episodes]``, 0 after the end.

    Args:
        batch: The episodes.
        gamma: Discount.
        values_after: What is still to come after the last step, shape ``[n_episodes]``, float32; nothing by default.
    """
    returns = np.zeros_like(batch.rewards)
    following = np.zeros(batch.rewards.shape[1], dtype=np.float32) if values_after is None else values_after
    for step in range(len(returns) - 1, -1, -1):  # before an episode's end is reached, `following` waits unchanged
        following = np.where(batch.mask[step], batch.rewards[step] + gamma * following, following)
        returns[step] = following
    return returns * batch.mask


def others_mean(returns: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Mean return-to-go of the other episodes at the same step, shape ``[n_steps, n_episodes]``.

    An episode that is over counts with the return that it has from there on, 0: had the pole fallen earlier, so would this one have.
    With its own return left out, the baseline is independent of the action, and the gradient is unbiased.

    Args:
        returns: Returns-to-go, 0 after the end, shape ``[n_steps, n_episodes]``.
        mask: Whether the step belongs to the episode, of the same shape.

    Raises:
        ValueError: There is a single episode, and hence no other.
    """
    n_episodes = returns.shape[1]
    if n_episodes < 2:
        raise ValueError(f"the batch has {n_episodes} episode, expected at least 2: the baseline is made of the others")
    return (returns.sum(axis=1, keepdims=True) - returns) / (n_episodes - 1) * mask


def policy_loss(log_probabilities: torch.Tensor, advantages: torch.Tensor, n_episodes: int = 1) -> torch.Tensor:
    r"""What to descend so that the mean return of an episode rises: a **sum** over steps, divided by the number of episodes.

    With the advantages as constants, its gradient is an unbiased estimate of the return's, negated. (The mean over the steps ascends the
    return *per step*: it prefers one step that brings 1 to ten steps that bring 5.)

    Args:
        log_probabilities: Of the actions taken, for all steps of the episodes, shape ``[n_steps]``.
        advantages: Returns-to-go, less a baseline, shape ``[n_steps]``. No gradient flows through them.
        n_episodes: How many episodes the steps come from.

    Returns:
        A scalar.

    Raises:
        ValueError: ``n_episodes`` is less than 1.

    Source:
        Sutton and Barto, section 13.3, equation 13.8, without the factor :math:`\gamma^t`.
    """
    if n_episodes < 1:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 1")
    return -(log_probabilities * advantages.detach()).sum() / n_episodes


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
            feature, a number of environments or neurons is less than 1, or there is one environment alone and the baseline is to be made
            of the others; or an episode does not end.
    """
    rng = np.random.default_rng(config.seed)
    torch.manual_seed(config.seed)  # the initial weights
    envs = vector.make(config.env_id, config.n_envs)
    n_features, n_actions = vector.sizes_of(envs)

    network = networks.mlp(n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    value_network = networks.mlp(n_features, config.hidden, 1, scale=config.observation_scale).to(device)
    optimiser = torch.optim.Adam(network.parameters(), lr=config.learning_rate, fused=True)
    value_optimiser = torch.optim.Adam(value_network.parameters(), lr=config.value_learning_rate, fused=True)
    sampled, greedy = networks.sampling_policy(network, rng), networks.greedy_policy(network)
    values_of = networks.outputs_of(value_network)

    watch = Stopwatch()
    evaluations: list[Evaluation] = []
    returns_seen: list[NDArray[np.float64]] = []
    ended_at: list[int] = []
    n_steps, n_updates, solved = 0, 0, False
    shown = live.progress(total=config.total_steps, description=f"REINFORCE, seed {config.seed}") if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while n_steps < config.total_steps and not solved:
            with watch("play the episodes"):
                before = n_steps
                batch = play(sampled, envs, seed=int(rng.integers(2**31)))
                n_steps += int(batch.mask.sum())
                returns_seen.append(batch.rewards.sum(axis=0, dtype=np.float64))
                ended_at.append(n_steps)
            with watch("returns and baseline"):
                values_after = None
                if config.baseline == "value" and config.bootstrap:
                    values_after = values_of(batch.last_observations)[:, 0] * batch.truncated
                returns = returns_to_go(batch, config.gamma, values_after)
                weights = returns - others_mean(returns, batch.mask) if config.baseline == "episodes" else returns
            with watch("update"):
                observations = networks.as_input(batch.observations[batch.mask], device)  # [n_real_steps, n_features]
                actions = torch.from_numpy(batch.actions[batch.mask]).to(device)
                advantages = torch.from_numpy(weights[batch.mask]).to(device)
                if config.baseline == "value":
                    targets = advantages
                    with torch.no_grad():
                        advantages = targets - value_network(observations).squeeze(1)
                    for _ in range(config.value_updates):
                        value_loss = functional.mse_loss(value_network(observations).squeeze(1), targets)
                        value_optimiser.zero_grad()
                        value_loss.backward()
                        value_optimiser.step()
                log_probabilities = network(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
                loss = policy_loss(log_probabilities, advantages, config.n_envs)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                n_updates += 1
            if config.evaluate_every and n_steps // config.evaluate_every > before // config.evaluate_every:
                with watch("evaluate"):
                    seed = config.seed + EVALUATION_SEED_OFFSET
                    judged = evaluation.returns_of(greedy, config.env_id, seed=seed, n_episodes=config.evaluation_episodes)
                    evaluations.append(Evaluation(n_steps, float(judged.mean())))
                solved = config.stop_at is not None and evaluations[-1].mean_return >= config.stop_at
                if on_evaluation is not None:
                    on_evaluation(evaluations[-1])
            bar.set_postfix({"return": f"{returns_seen[-1].mean():.1f}"}, refresh=False)
            bar.update(min(n_steps, config.total_steps) - before)
    envs.close()
    flat_returns = np.concatenate(returns_seen) if returns_seen else np.zeros(0)
    ends = np.repeat(np.array(ended_at, dtype=np.int64), config.n_envs)
    return Result(config, network, value_network, n_steps, n_updates, flat_returns, ends, evaluations, watch.seconds)
