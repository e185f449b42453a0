"""Eligibility traces, n-step returns, off-policy estimates and Monte Carlo control of part 8.2: the fast versions, read from top to bottom.

What makes prediction fast here: all runs, all trace decays and all step sizes learn side by side, in one array of shape
``[n_runs, n_lambdas, n_step_sizes, n_states]``, and the runs are sorted by the length of their walk, so that those still going are a slice
and need no copy.
Monte Carlo control plays a whole batch of hands at once. SARSA(lambda) goes step by step, since its world does.

Source: Sutton and Barto, Reinforcement Learning (2nd edition), sections 5.3 to 5.6, 7.1, 7.3, 12.1 to 12.7; van Seijen et al., "True online
temporal-difference learning" (2016).
"""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import gymnasium as gym
import numpy as np
from numpy.typing import ArrayLike, NDArray

from rlcourse.environments import blackjack
from rlcourse.environments.tables import sizes
from rlcourse.environments.walks import Walks

Floats: TypeAlias = NDArray[np.float64]
Trace: TypeAlias = Literal["accumulating", "replacing", "dutch"]
Learner: TypeAlias = Literal["accumulating", "replacing", "dutch", "true online", "offline lambda-return"]
"""The learners of :func:`td_lambda_errors`."""


# ------------------------------------------------------------------------------------------------------------- prediction


def td_lambda_errors(
    walks: Walks,
    truth: Floats,
    step_sizes: ArrayLike,
    lambdas: ArrayLike,
    learner: Learner,
    *,
    gamma: float = 1.0,
    initial_value: float = 0.0,
) -> Floats:
    """Learn the values of each run's walks, and return how far off the estimates were after each walk.

    Args:
        walks: Walks of several runs; each run is learned from by ``n_lambdas * n_step_sizes`` learners.
        truth: The exact values, shape ``[n_states]``.
        step_sizes: Shape ``[n_step_sizes]``.
        lambdas: Trace decays, shape ``[n_lambdas]``.
        learner: Which algorithm.
        gamma: Discount.
        initial_value: First estimate of each state.

    Returns:
        Root mean square errors over the states, shape ``[n_lambdas, n_step_sizes, n_runs, n_walks]``; infinite where a learner diverged.

    Raises:
        ValueError: There is no such learner.
    """
    if learner not in get_args(Learner):
        raise ValueError(f"the learner is {learner!r}, expected one of {', '.join(get_args(Learner))}")
    alpha = np.asarray(step_sizes, dtype=np.float64)  # [A]
    decay = np.asarray(lambdas, dtype=np.float64)[:, None]  # [L, 1]
    n_runs, n_walks = walks.lengths.shape
    values = np.full((n_runs, decay.size, alpha.size, truth.size), initial_value)  # [R, L, A, S]
    errors = np.zeros((decay.size, alpha.size, n_runs, n_walks))
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(n_walks):
            order = np.argsort(-walks.lengths[:, number], kind="stable")
            sorted_values = values[order]
            # The next states of the walks, the longest first, and their rewards: [R, n_steps + 1], [R, n_steps].
            states, rewards = walks.states[order, number], walks.rewards[order, number]
            lengths = walks.lengths[order, number]
            if learner == "offline lambda-return":
                _offline(sorted_values, states, rewards, lengths, alpha, decay, gamma)
            else:
                _online(sorted_values, states, rewards, lengths, alpha, decay, gamma, learner)
            values[order] = sorted_values
            errors[..., number] = _rms(values, truth).transpose(1, 2, 0)
    return errors


def _rms(values: Floats, truth: Floats) -> Floats:
    error: Floats = np.sqrt(((values - truth) ** 2).mean(axis=-1))
    return np.nan_to_num(error, nan=np.inf, posinf=np.inf)


def _online(
    values: Floats,
    states: NDArray[np.int64],
    rewards: Floats,
    lengths: NDArray[np.int64],
    alpha: Floats,
    decay: Floats,
    gamma: float,
    learner: Learner,
) -> None:
    """TD(lambda) along one walk of each run, in place: ``values`` is ``[R, L, A, S]``, the runs sorted, the longest walk first."""
    traces = np.zeros_like(values)
    old = np.zeros(values.shape[:3])
    for step in range(int(lengths.max(initial=0))):
        n_going = int((lengths > step).sum())
        z, v = traces[:n_going], values[:n_going]
        run, now, ahead = np.arange(n_going), states[:n_going, step], states[:n_going, step + 1]
        ends = (lengths[:n_going] == step + 1)[:, None, None]
        here, there = v[run, :, :, now], np.where(ends, 0.0, v[run, :, :, ahead])  # [R, L, A]
        surprise = rewards[:n_going, step, None, None] + gamma * there - here
        z *= gamma * decay[:, :, None]
        if learner == "accumulating":
            z[run, :, :, now] += 1.0
        elif learner == "replacing":
            z[run, :, :, now] = 1.0
        else:
            z[run, :, :, now] += 1.0 - alpha * z[run, :, :, now]
        if learner == "true online":
            gone_up = here - old[:n_going]  # what the last update did to the state that it bootstrapped from
            v += (alpha * (surprise + gone_up))[..., None] * z
            v[run, :, :, now] -= alpha * gone_up
            old[:n_going] = there
        else:
            v += (alpha * surprise)[..., None] * z


def _offline(
    values: Floats,
    states: NDArray[np.int64],
    rewards: Floats,
    lengths: NDArray[np.int64],
    alpha: Floats,
    decay: Floats,
    gamma: float,
) -> None:
    """The forward view, in place: all lambda-returns with the values from before the walk, then one update for each step, in order."""
    longest = int(lengths.max(initial=0))
    targets = np.zeros((longest + 1, *values.shape[:3]))
    steps = [(step, int((lengths > step).sum())) for step in range(longest)]
    for step, n_going in reversed(steps):
        run, ahead = np.arange(n_going), states[:n_going, step + 1]
        ends = (lengths[:n_going] == step + 1)[:, None, None]
        mixed = (1.0 - decay) * values[run, :, :, ahead] + decay * targets[step + 1, :n_going]
        targets[step, :n_going] = rewards[:n_going, step, None, None] + gamma * np.where(ends, 0.0, mixed)
    for step, n_going in steps:
        run, now = np.arange(n_going), states[:n_going, step]
        values[run, :, :, now] += alpha * (targets[step, :n_going] - values[run, :, :, now])


def n_step_errors(
    walks: Walks,
    truth: Floats,
    step_sizes: ArrayLike,
    ns: ArrayLike,
    *,
    ratios: Floats | None = None,
    gamma: float = 1.0,
    initial_value: float = 0.0,
) -> Floats:
    """Learn the values of each run's walks by n-step TD, and return how far off the estimates were after each walk.

    Args:
        walks: Walks of several runs.
        truth: The exact values, shape ``[n_states]``.
        step_sizes: Shape ``[n_step_sizes]``.
        ns: Numbers of rewards in a target, each at least 1, shape ``[n_ns]``.
        ratios: Probability of each action under the policy that is asked about over that of the policy that walked, shape ``[n_runs,
            n_walks, L]``; ``None`` where they are the same.
        gamma: Discount.
        initial_value: First estimate of each state.

    Returns:
        Root mean square errors over the states, shape ``[n_ns, n_step_sizes, n_runs, n_walks]``.

    Source:
        Sutton and Barto, sections 7.1 and 7.3 (equation 7.9).
    """
    alpha = np.asarray(step_sizes, dtype=np.float64)
    counts = [int(n) for n in np.asarray(ns).tolist()]
    n_runs, n_walks = walks.lengths.shape
    errors = np.zeros((len(counts), alpha.size, n_runs, n_walks))
    for index, n in enumerate(counts):
        values = np.full((n_runs, alpha.size, truth.size), initial_value)  # [R, A, S]
        for number in range(n_walks):
            order = np.argsort(-walks.lengths[:, number], kind="stable")
            lengths, states = walks.lengths[order, number], walks.states[order, number]
            rewards = walks.rewards[order, number]
            longest = int(lengths.max(initial=0))
            earned, weight = np.zeros((n_runs, longest)), np.ones((n_runs, longest))
            for later in range(min(n, longest)):  # nothing is paid behind the end, and no ratio counts there
                earned[:, : longest - later] += gamma**later * rewards[:, later:longest]
                if ratios is not None:
                    there = np.arange(later, longest) < lengths[:, None]
                    weight[:, : longest - later] *= np.where(there, ratios[order, number, later:longest], 1.0)
            sorted_values = values[order]
            for step in range(longest):
                n_going = int((lengths > step).sum())
                run, now = np.arange(n_going), states[:n_going, step]
                ahead = states[:n_going, min(step + n, longest)]
                goes_on = (lengths[:n_going] > step + n)[:, None]
                target = earned[:n_going, step, None] + gamma**n * np.where(goes_on, sorted_values[run, :, ahead], 0.0)
                sorted_values[run, :, now] += alpha * weight[:n_going, step, None] * (target - sorted_values[run, :, now])
            values[order] = sorted_values
            errors[index, :, :, number] = _rms(values, truth).T
    return errors


# ---------------------------------------------------------------------------------------------------------- SARSA(lambda)


@dataclass(frozen=True)
class Learned:
    """What :func:`sarsa_lambda` brings back."""

    q: Floats
    """Action values, shape ``[n_states, n_actions]``."""
    lengths: NDArray[np.int64]
    """Number of steps of each training episode, shape ``[n_episodes]``."""
    after_first: Floats
    """Action values after the first episode."""


def sarsa_lambda(
    env: gym.Env[Any, Any],
    n_episodes: int,
    *,
    seed: int,
    lam: float,
    step_size: float = 0.1,
    gamma: float = 0.95,
    epsilon: float = 0.1,
    trace: Trace = "replacing",
) -> Learned:
    """Train a table by SARSA(lambda), epsilon-greedy with random tie-breaking.

    Args:
        env: An environment with discrete spaces and a step limit; only ``terminated`` cuts the bootstrap.
        n_episodes: Number of episodes.
        seed: Seeds the environment and the behaviour.
        lam: Trace decay, in ``[0, 1]``.
        step_size: Step size.
        gamma: Discount.
        epsilon: Share of random actions.
        trace: What a visit does to the trace of its state and action.

    Source:
        Sutton and Barto, section 12.7, for a table.
    """
    n_states, n_actions = sizes(env)
    q = np.zeros((n_states, n_actions))
    after_first = q.copy()
    rng = np.random.default_rng(seed)
    lengths = np.zeros(n_episodes, dtype=np.int64)

    def choose(state: int) -> int:
        if rng.random() < epsilon:
            return int(rng.random() * n_actions)
        row = q[state]
        best = np.flatnonzero(row == row.max())
        return int(best[int(rng.random() * best.size)])

    for episode in range(n_episodes):
        z = np.zeros_like(q)
        state = int(env.reset(seed=seed if episode == 0 else None)[0])
        action, ended = choose(state), False
        while not ended:
            observation, reward, terminated, truncated, _ = env.step(action)
            next_state, ended = int(observation), terminated or truncated
            next_action = choose(next_state)
            future = 0.0 if terminated else q[next_state, next_action]
            surprise = float(reward) + gamma * future - q[state, action]
            z *= gamma * lam
            z[state, action] = bumped(float(z[state, action]), trace, step_size)
            q += step_size * surprise * z
            state, action = next_state, next_action
            lengths[episode] += 1
        if episode == 0:
            after_first = q.copy()
    return Learned(q, lengths, after_first)


def bumped(faded: float, trace: Trace, step_size: float) -> float:
    """Return the trace of a state that is visited, given what has faded of it so far."""
    if trace == "accumulating":
        return faded + 1.0
    return 1.0 if trace == "replacing" else faded + 1.0 - step_size * faded


# -------------------------------------------------------------------------------------------------------- off-policy, control


def off_policy_estimates(hands: blackjack.Hands, target: Floats, behaviour: Floats) -> tuple[Floats, Floats]:
    """Return the ordinary and the weighted importance-sampling estimate of a state's value after each hand.

    Args:
        hands: Hands that began in the state, played by ``behaviour``.
        target: Probabilities of the policy that is asked about, shape ``[200, 2]``.
        behaviour: Probabilities of the policy that played.

    Returns:
        Two arrays of shape ``[n_hands]``; the weighted estimate is 0 as long as all ratios are 0.
    """
    there = hands.states >= 0
    steps = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0)
    ratios = steps.prod(axis=1)
    gained, total = np.cumsum(ratios * hands.returns), np.cumsum(ratios)
    return gained / np.arange(1, len(ratios) + 1), np.where(total > 0, gained / np.where(total > 0, total, 1.0), 0.0)


def blackjack_control(
    n_hands: int, rng: np.random.Generator, *, epsilon: float | None = None, batch: int = 200
) -> tuple[Floats, NDArray[np.int64]]:
    """Improve a policy of Blackjack by Monte Carlo control, a batch of hands at a time.

    Args:
        n_hands: Number of hands, all batches together.
        rng: Where the randomness comes from.
        epsilon: Share of random actions of an epsilon-soft policy, from dealt hands on; ``None`` is a greedy policy with exploring starts.
        batch: Hands that are played before the policy is improved.

    Returns:
        Mean return ``[200, 2]`` and number of visits ``[200, 2]`` of each state and action; the greedy policy is the result.

    Source:
        Sutton and Barto, sections 5.3 and 5.4. No state comes twice in a hand, so first and every visit are the same.
    """
    sums, counts = np.zeros(400), np.zeros(400, dtype=np.int64)
    q = np.zeros((200, 2))
    for played in range(0, n_hands, batch):
        n = min(batch, n_hands - played)
        policy = soft_policy(q, epsilon or 0.0)
        starts = {} if epsilon is not None else {"states": rng.integers(200, size=n), "actions": rng.integers(2, size=n)}
        hands = blackjack.play(policy, n, rng, **starts)
        there = hands.states >= 0
        pairs = (2 * hands.states + hands.actions)[there]
        counts += np.bincount(pairs, minlength=400)
        sums += np.bincount(pairs, np.repeat(hands.returns, hands.lengths), minlength=400)
        q = (sums / np.maximum(counts, 1)).reshape(200, 2)
    return q, counts.reshape(200, 2)


def soft_policy(q: Floats, epsilon: float) -> Floats:
    """Return the epsilon-greedy policy of two action values; a tie is shared."""
    greedy = (1.0 + np.sign(q - q[:, ::-1])) / 2.0
    return (1.0 - epsilon) * greedy + epsilon / 2.0
