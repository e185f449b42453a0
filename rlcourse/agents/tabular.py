"""Small discrete environments: exact answers by dynamic programming, and finished tabular agents.

From a :class:`rlcourse.environments.tables.Model` follow the exact values of a policy, the best policy and the best epsilon-soft policy.
Learners never look at it: they are what it judges.

Shapes: ``S`` is the number of states and ``A`` the number of actions. All arrays are float64 on the CPU.
Source: Sutton and Barto, Reinforcement Learning (2nd edition), chapters 4 and 6.
"""

import dataclasses
import random
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, cast, get_args

import gymnasium as gym
import numpy as np
from numpy.typing import ArrayLike, NDArray

from rlcourse.environments.tables import Model, model_of, sizes
from rlcourse.figures import live

Floats: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Literal["q_learning", "sarsa", "expected_sarsa"]
"""The learners of :func:`learn`."""


def epsilon_greedy_policy(q: ArrayLike, epsilon: float = 0.0) -> Floats:
    """Return the probabilities of an epsilon-greedy policy, shape ``[S, A]``; tied best actions share the greedy part.

    Args:
        q: Action values, shape ``[S, A]``.
        epsilon: Probability of an action drawn uniformly from all, in ``[0, 1]``; 0 is the greedy policy.

    Raises:
        ValueError: ``epsilon`` is out of range.
    """
    _check_share("epsilon", epsilon)
    values = np.asarray(q, dtype=np.float64)
    best = np.isclose(values, values.max(axis=1, keepdims=True), rtol=1e-9, atol=1e-9)  # [S, A]
    return epsilon / values.shape[1] + (1.0 - epsilon) * best / best.sum(axis=1, keepdims=True)


def policy_evaluation(model: Model, policy: ArrayLike, gamma: float = 1.0) -> Floats:
    """Return the exact value of each state under a policy, shape ``[S]``, by solving the Bellman equations.

    Args:
        model: The environment.
        policy: Probabilities of the actions, shape ``[S, A]``.
        gamma: Discount, in ``[0, 1]``; 1 needs a policy that ends from every state.

    Raises:
        ValueError: The shape is wrong, ``gamma`` is out of range, or the policy can go on for ever and ``gamma`` is 1.
    """
    _check_share("gamma", gamma)
    probabilities = np.asarray(policy, dtype=np.float64)
    if probabilities.shape != model.reward.shape:
        raise ValueError(f"the policy has shape {probabilities.shape}, expected {model.reward.shape}")
    reward = (probabilities * model.reward).sum(axis=1)  # [S]
    continuation = np.einsum("sa,sat->st", probabilities, model.continuation)  # [S, S]
    system = np.eye(len(reward)) - gamma * continuation
    problem = "this policy can go on for ever from some state, so its undiscounted values do not exist: use gamma below 1"
    try:
        values = np.linalg.solve(system, reward)
    except np.linalg.LinAlgError:
        raise ValueError(problem) from None
    if not np.allclose(system @ values, reward, rtol=1e-6, atol=1e-6):  # singular but for rounding
        raise ValueError(problem)
    return values


def action_values(model: Model, values: ArrayLike, gamma: float = 1.0) -> Floats:
    """Return the value of each action when ``values`` (shape ``[S]``) holds from the next state on, shape ``[S, A]``."""
    return model.reward + gamma * (model.continuation @ np.asarray(values, dtype=np.float64))


def value_iteration(
    model: Model, gamma: float = 1.0, epsilon: float = 0.0, *, tolerance: float = 1e-10, max_sweeps: int = 100_000
) -> Floats:
    """Return the action values of the best policy, shape ``[S, A]``, or of the best epsilon-soft policy where ``epsilon`` is above 0.

    An epsilon-soft policy takes each action with a probability of at least ``epsilon / A``. The best one is epsilon-greedy with respect to
    its own action values, so one backup serves both: the greedy action with probability ``1 - epsilon``, any action else.

    Args:
        model: The environment.
        gamma: Discount, in ``[0, 1]``.
        epsilon: The exploration that the policy cannot give up, in ``[0, 1]``.
        tolerance: The largest change in a sweep that counts as none.
        max_sweeps: Sweeps after which to give up.

    Raises:
        ValueError: An argument is out of range, or the values did not settle (with ``gamma`` 1 the best return may be unbounded).
    """
    _check_share("gamma", gamma)
    _check_share("epsilon", epsilon)
    q, change = np.zeros_like(model.reward), np.inf
    for _ in range(max_sweeps):
        values = (1.0 - epsilon) * q.max(axis=1) + epsilon * q.mean(axis=1)
        updated = action_values(model, values, gamma)
        change = float(np.abs(updated - q).max())
        q = updated
        if change <= tolerance:
            return q
    raise ValueError(f"the values still changed by {change} after {max_sweeps} sweeps: raise max_sweeps, or use gamma below 1")


def expected_return(model: Model, policy: ArrayLike, gamma: float = 1.0) -> float:
    """Return the exact expected return of a policy from the start distribution."""
    return float(model.start @ policy_evaluation(model, policy, gamma))


def expected_length(model: Model, policy: ArrayLike) -> float:
    """Return the exact expected number of steps of an episode of a policy, from the start distribution."""
    return expected_return(dataclasses.replace(model, reward=np.ones_like(model.reward)), policy)


@dataclasses.dataclass(frozen=True)
class Learned:
    """What :func:`learn` brings back."""

    q: Floats
    """Action values, shape ``[S, A]``."""
    returns: Floats
    """Undiscounted return of each training episode, exploration included, shape ``[n_episodes]``."""
    lengths: NDArray[np.int64]
    """Number of steps of each training episode, shape ``[n_episodes]``."""


def learn(
    env: gym.Env[Any, Any],
    method: Method,
    n_episodes: int,
    *,
    seed: int,
    epsilon: float | Sequence[float] | Floats = 0.1,
    step_size: float | Sequence[float] | Floats = 0.5,
    visit_power: float = 0.0,
    gamma: float = 1.0,
    initial_q: ArrayLike = 0.0,
) -> Learned:
    """Train a table by one-step temporal-difference control, with epsilon-greedy behaviour and random tie-breaking.

    The table is a list of lists while it learns: reading one number from an array costs as much as a whole step otherwise. Where a
    notebook's cell is stopped, what was learned so far comes back, with the episodes that were finished.

    Args:
        env: An environment with discrete spaces and a step limit; only ``terminated`` cuts the bootstrap.
        method: ``"q_learning"``, ``"sarsa"`` or ``"expected_sarsa"``.
        n_episodes: Number of episodes to train.
        seed: Seeds the environment and the behaviour.
        epsilon: Share of random actions, in ``[0, 1]``: one number, or one for each episode.
        step_size: Step size, in ``[0, 1]``: one number, or one for each episode.
        visit_power: The n-th visit of a state and action divides the step size by ``n ** visit_power``; 0 does not. Above 0.5 and up to 1,
            the noise of the targets averages out in the long run (Sutton and Barto, section 2.5).
        gamma: Discount, in ``[0, 1]``.
        initial_q: First values of the table: a number, or an array of shape ``[S, A]``. Not changed.

    Raises:
        ValueError: An argument is out of range.

    Source:
        Sutton and Barto, sections 6.4 to 6.6.
    """
    if method not in get_args(Method):
        raise ValueError(f"the method is {method!r}, expected one of {', '.join(get_args(Method))}")
    _check_share("gamma", gamma)
    n_states, n_actions = sizes(env)
    epsilons = _for_each_episode("epsilon", epsilon, n_episodes)
    step_sizes = _for_each_episode("step_size", step_size, n_episodes)
    q: list[list[float]] = np.broadcast_to(np.asarray(initial_q, dtype=np.float64), (n_states, n_actions)).tolist()
    visits = [[0] * n_actions for _ in range(n_states)]
    rng = random.Random(seed)
    returns, lengths = np.zeros(n_episodes), np.zeros(n_episodes, dtype=np.int64)

    def choose(values: list[float], share: float) -> int:
        if rng.random() < share:
            return int(rng.random() * n_actions)
        best = max(values)
        if values.count(best) == 1:
            return values.index(best)
        return rng.choice([action for action, value in enumerate(values) if value == best])

    finished = 0
    with live.until_stopped():
        for episode in range(n_episodes):
            share, alpha = epsilons[episode], step_sizes[episode]
            state = int(env.reset(seed=seed if episode == 0 else None)[0])
            action, ended, total, length = choose(q[state], share), False, 0.0, 0
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(action)
                next_state, ended = int(observation), terminated or truncated
                following = q[next_state]
                next_action = choose(following, share)  # SARSA needs it even where the episode was truncated
                if terminated:
                    future = 0.0
                elif method == "sarsa":
                    future = following[next_action]
                elif method == "q_learning":
                    future = max(following)
                else:
                    future = (1.0 - share) * max(following) + share * sum(following) / n_actions
                visits[state][action] += 1
                weight = alpha / visits[state][action] ** visit_power
                q[state][action] += weight * (float(reward) + gamma * future - q[state][action])
                if method == "q_learning":  # off-policy: the behaviour looks at the table after the update
                    next_action = choose(q[next_state], share)
                state, action = next_state, next_action
                total, length = total + float(reward), length + 1
            returns[episode], lengths[episode] = total, length
            finished += 1
    return Learned(np.array(q), returns[:finished], lengths[:finished])


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """Greedy episodes, one for each start."""

    returns: Floats
    """Undiscounted returns, shape ``[n_starts]``."""
    lengths: NDArray[np.int64]
    """Numbers of steps, shape ``[n_starts]``."""
    terminated: NDArray[np.bool_]
    """Whether the episode came to its own end before the limit, shape ``[n_starts]``."""


def start_states(env: gym.Env[Any, Any]) -> list[int]:
    """Return the states in which an episode of a toy-text environment can begin, in order."""
    return [int(state) for state in np.flatnonzero(model_of(env).start)]


def evaluate_greedy(env: gym.Env[Any, Any], q: ArrayLike, starts: Sequence[int], *, seed: int = 0, max_steps: int = 200) -> Evaluation:
    """Act greedily (the first of tied actions) once from each start, without learning.

    Where the environment is deterministic and ``starts`` holds every start, this is the policy's exact performance, not an estimate.

    Args:
        env: An environment that no training uses. Its state is set by ``env.unwrapped.s``, as toy-text environments allow.
        q: Action values, shape ``[S, A]``.
        starts: First states.
        seed: Seeds the environment.
        max_steps: Steps after which an episode is cut: a greedy policy may walk in circles.

    Raises:
        ValueError: ``q`` does not have one row for each state and one column for each action.
    """
    values = np.asarray(q, dtype=np.float64)
    if values.shape != sizes(env):
        raise ValueError(f"q has shape {values.shape}, expected {sizes(env)}")
    actions = values.argmax(axis=1).tolist()
    returns, lengths, ended = np.zeros(len(starts)), np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.bool_)
    for index, start in enumerate(starts):
        env.reset(seed=seed if index == 0 else None)
        cast("Any", env.unwrapped).s = state = start
        terminated = truncated = False
        while not (terminated or truncated or lengths[index] >= max_steps):
            observation, reward, terminated, truncated, _ = env.step(actions[state])
            state = int(observation)
            returns[index] += float(reward)
            lengths[index] += 1
        ended[index] = terminated
    return Evaluation(returns, lengths, ended)


def _check_share(name: str, value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} is {value}, expected a number from 0 to 1")


def _for_each_episode(name: str, value: float | Sequence[float] | Floats, n_episodes: int) -> list[float]:
    given = np.asarray(value, dtype=np.float64)
    if given.shape not in ((), (n_episodes,)):
        raise ValueError(f"{name} has shape {given.shape}, expected one number or one for each of {n_episodes} episodes")
    values: list[float] = np.broadcast_to(given, (n_episodes,)).tolist()
    for each in values:
        _check_share(name, each)
    return values
