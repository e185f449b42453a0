"""Several DQN agents of one architecture, trained side by side: :mod:`rlcourse.agents.dqn` with one more axis, the member.

All members' environments are stepped by one call, and one batched network updates all of them at once. Each has its own weights, its own
replay and its own exploration; what they share is the seed of the one vector environment, so that a member's run is repeatable within
its group alone. Worth it for small networks: see the measurement in part 5.2.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from tqdm.std import tqdm

from rlcourse.agents import dqn, evaluation, networks
from rlcourse.agents.buffers import Batch, NStep, Replay
from rlcourse.environments import vector
from rlcourse.figures import live


class Curve(NamedTuple):
    """How one member learned."""

    ended_at: NDArray[np.int64]
    """Number of environment steps that the member had taken when each of its training episodes ended, shape ``[n_episodes]``."""
    returns: NDArray[np.float64]
    """Undiscounted return of these episodes, exploration included, shape ``[n_episodes]``."""
    evaluations: list[dqn.Evaluation]
    """The greedy policy's mean returns along training, in environments of their own."""
    network: nn.Sequential
    """The member's network that is judged, at the end."""


def act(network: networks.Members, observations: NDArray[np.float32], device: torch.device | str) -> NDArray[np.int64]:
    """Greedy actions of all members: ``[n_members, n_envs, n_features]`` to ``[n_members, n_envs]``."""
    with torch.inference_mode():
        return network(networks.as_input(observations, device)).argmax(dim=-1).cpu().numpy()


def clip_gradients(network: networks.Members, max_norm: float) -> None:
    """Scale each member's gradient, all its layers together, to a norm of at most ``max_norm``, as if it were alone."""
    gradients = [parameter.grad for parameter in network.parameters() if parameter.grad is not None]
    norms = torch.stack([gradient.flatten(1).square().sum(dim=1) for gradient in gradients]).sum(dim=0).sqrt()  # [n_members]
    factors = (max_norm / (norms + 1e-6)).clamp(max=1.0)[:, None, None]
    for gradient in gradients:
        gradient.mul_(factors)


def mean_returns(network: networks.Members, n_members: int, config: dqn.Config, device: torch.device | str) -> list[float]:
    """Mean undiscounted return of each member's greedy policy, each in evaluation environments of its own that one call steps for all."""

    def policy(observations: NDArray[np.float32]) -> NDArray[np.int64]:
        return act(network, observations.reshape(n_members, config.evaluation_episodes, -1), device).flatten()

    seed, n_episodes = config.seed + dqn.EVALUATION_SEED_OFFSET, n_members * config.evaluation_episodes
    returns = evaluation.returns_of(policy, config.env_id, seed=seed, n_episodes=n_episodes)
    return returns.reshape(n_members, -1).mean(axis=1).tolist()


def train(config: dqn.Config, n_members: int, device: torch.device | str = "cpu", *, show_progress: bool = True) -> list[Curve]:
    """Train ``n_members`` agents for ``config.total_steps`` environment steps each, and return their learning curves.

    There is no early stop (``stop_at`` is not looked at): a learning curve shows all of it, or, where a notebook's cell is stopped, what
    there is by then. Members are evaluated in environments of ``config.seed + EVALUATION_SEED_OFFSET``, the same at each evaluation.

    Args:
        config: All choices; the members' own seeds are drawn from ``config.seed``. ``evaluate_every=0`` saves the evaluations.
        n_members: Number of agents.
        device: Where the networks live.
        show_progress: Whether to print a progress bar.

    Raises:
        ValueError: The environment's actions are not discrete, its observations are no vectors, the network is a dueling one, or
            ``target_period`` is less than 1.
    """
    if config.target_period < 1:
        raise ValueError(f"target_period is {config.target_period}, expected at least 1")
    if config.dueling:
        raise ValueError("the configuration asks for a dueling network, expected a plain one: only dqn.train knows the other")
    generators = [np.random.default_rng(seed) for seed in np.random.SeedSequence(config.seed).spawn(n_members)]
    torch.manual_seed(config.seed)  # the initial weights
    envs = vector.make(config.env_id, n_members * config.n_envs)
    n_features, n_actions = vector.sizes_of(envs)

    network = networks.Members(n_members, n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    target_network = networks.Members(n_members, n_features, config.hidden, n_actions, scale=config.observation_scale).to(device)
    target_network.load_state_dict(network.state_dict())
    optimiser = torch.optim.Adam(network.parameters(), lr=config.learning_rate, fused=True)
    pairs = list(zip(target_network.parameters(), network.parameters(), strict=True))
    judged = target_network if config.judge_average else network
    joiner = NStep(config.n_step, config.gamma)
    replays = [Replay(config.buffer_size, (n_features,), device=device) for _ in range(n_members)]
    rollout = vector.Rollout(envs, seed=config.seed)
    members = [slice(member * config.n_envs, (member + 1) * config.n_envs) for member in range(n_members)]
    member_steps = np.zeros(n_members, dtype=np.int64)
    finished: list[list[tuple[int, float]]] = [[] for _ in range(n_members)]
    evaluations: list[list[dqn.Evaluation]] = [[] for _ in range(n_members)]
    n_updates = 0

    description = f"{n_members} of {'x'.join(map(str, config.hidden))}"
    shown = live.progress(total=config.total_steps, description=description) if show_progress else tqdm(disable=True)
    with live.until_stopped(), shown as bar:
        while member_steps.min() < config.total_steps:
            epsilon = dqn.epsilon_at(int(member_steps.min()), config)
            greedy = act(network, rollout.observations.reshape(n_members, config.n_envs, n_features), device)
            actions = [dqn.explore(row, n_actions, epsilon, rng) for row, rng in zip(greedy, generators, strict=True)]
            before = int(member_steps.min())
            step = rollout.step(np.concatenate(actions))
            joined = joiner.add(step._replace(rewards=config.reward_scale * step.rewards))
            if joined is not None:
                for replay, rows in zip(replays, members, strict=True):
                    replay.add(joined[0].rows(rows), joined[1][rows])
            member_steps += step.valid.reshape(n_members, -1).sum(axis=1)
            for row in np.flatnonzero(step.terminated | step.truncated):
                member = int(row) // config.n_envs
                finished[member].append((int(member_steps[member]), float(step.returns[row])))
            if before >= config.learning_starts and all(map(len, replays)):
                drawn = [replay.sample(config.batch_size, rng) for replay, rng in zip(replays, generators, strict=True)]
                batch = Batch(*(torch.stack(column) for column in zip(*drawn, strict=True)))  # [n_members, batch_size, ...]
                targets = dqn.td_targets(target_network, batch, config.gamma, chooser=network if config.double else None)
                values = network(batch.observations).gather(2, batch.actions.unsqueeze(2)).squeeze(2)
                # Mean over each member's batch, sum over members: each gets the gradient that it would get alone.
                loss = functional.smooth_l1_loss(values, targets, reduction="none").mean(dim=1).sum()
                optimiser.zero_grad()
                loss.backward()
                if config.max_gradient_norm is not None:
                    clip_gradients(network, config.max_gradient_norm)
                optimiser.step()
                n_updates += 1
                if n_updates % config.target_period == 0:
                    dqn.move_target(pairs, config.target_rate)
            now = int(member_steps.min())
            if config.evaluate_every and now // config.evaluate_every > before // config.evaluate_every:
                for row, mean_return in zip(evaluations, mean_returns(judged, n_members, config, device), strict=True):
                    row.append(dqn.Evaluation(now, mean_return))
            bar.update(min(now, config.total_steps) - before)
    envs.close()
    tables = [np.array(episodes, dtype=np.float64).reshape(-1, 2) for episodes in finished]
    return [
        Curve(table[:, 0].astype(np.int64), table[:, 1], evaluations[member], judged.member(member)) for member, table in enumerate(tables)
    ]
