"""The fast dynamic programming of part 8.1: sparse look-aheads, modified policy iteration, and prioritised sweeping with a heap.

What makes it fast: a step leads to a few states only, so a look-ahead looks their values up (``values[successor]``) where a dense product
goes through all of them; several cheap sweeps of the current policy follow each expensive one over all actions; and prioritised sweeping
keeps its priorities in a heap, and the states that lead to each state in lists.

Shapes: ``S`` is the number of states, ``A`` of actions, ``K`` the largest number of states to which one action may lead.
Source: Puterman and Shin, "Modified policy iteration algorithms for discounted Markov decision problems" (1978); Moore and Atkeson,
"Prioritized sweeping: reinforcement learning with less data and less time" (1993); Sutton and Barto, Reinforcement Learning (2nd edition),
sections 4.4 to 4.6 and 8.4.
"""

import heapq
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rlcourse.environments.tables import Model


class Sparse(NamedTuple):
    """A model of which only the transitions that can happen are kept."""

    reward: Tensor
    """Expected reward, shape ``[S, A]``."""
    probability: Tensor
    """Probability of each transition that does not end the episode, shape ``[S, A, K]``; 0 fills short rows up."""
    successor: Tensor
    """The state to which it leads, int64, shape ``[S, A, K]``; 0 fills short rows up."""


def sparse(model: Model, *, dtype: torch.dtype = torch.float64, device: torch.device | str = "cpu") -> Sparse:
    """Keep the transitions of a model that can happen."""
    n_ways = max(1, int((model.continuation > 0).sum(axis=2).max(initial=0)))
    successor = np.argsort(-model.continuation, axis=2, kind="stable")[:, :, :n_ways]  # the likeliest first
    probability = np.take_along_axis(model.continuation, successor, axis=2)
    successor = np.where(probability > 0, successor, 0)
    return Sparse(
        torch.tensor(model.reward, dtype=dtype, device=device),
        torch.tensor(probability, dtype=dtype, device=device),
        torch.tensor(successor, device=device),
    )


def look_ahead(world: Sparse, values: Tensor, gamma: float) -> Tensor:
    """Return the value of each action when ``values`` (shape ``[S]``) hold from the next state on, shape ``[S, A]``."""
    return world.reward + gamma * (world.probability * values[world.successor]).sum(dim=2)


@dataclass(frozen=True)
class Solved:
    """What :func:`solve` brings back."""

    values: Tensor
    """Values of the states, shape ``[S]``."""
    q: Tensor
    """Values of the actions, one look-ahead from ``values``, shape ``[S, A]``."""
    bound: float
    """How far ``values`` can be from the best ones at most; infinite where ``gamma`` is 1, and nothing is known."""
    n_rounds: int
    """Sweeps over all actions; between two of them lie the sweeps of one policy."""

    @property
    def actions(self) -> Tensor:
        """The first of the best actions in each state, int64, shape ``[S]``."""
        return self.q.argmax(dim=1)


def solve(world: Sparse, gamma: float, *, tolerance: float = 1e-10, n_evaluations: int = 10, max_rounds: int = 100_000) -> Solved:
    """Return the best values, by modified policy iteration from zeros.

    A round looks ahead over all actions, takes the greedy policy, and sweeps ``n_evaluations`` more times with that policy alone. Without
    such sweeps this is value iteration; with very many it is policy iteration.

    Args:
        world: The model.
        gamma: Discount, in ``[0, 1]``.
        tolerance: The values are to be as near as this to the best ones. Where ``gamma`` is 1, the largest change of a round instead.
        n_evaluations: Sweeps of the greedy policy after each round, at least 0.
        max_rounds: Rounds after which to give up.

    Raises:
        ValueError: An argument is out of range, or the values did not settle.
    """
    if not 0.0 <= gamma <= 1.0 or not tolerance > 0.0 or n_evaluations < 0:
        raise ValueError(f"gamma {gamma}, tolerance {tolerance}, {n_evaluations} evaluations: expected 0 to 1, above 0, at least 0")
    values, change = torch.zeros_like(world.reward[:, 0]), float("inf")
    rows = torch.arange(len(values), device=values.device)
    # If no value changes by more than this in a full sweep, the error is at most `tolerance` afterwards.
    allowed = tolerance if gamma in (0.0, 1.0) else tolerance * (1.0 - gamma) / gamma
    for n_rounds in range(1, max_rounds + 1):
        best = look_ahead(world, values, gamma).max(dim=1)
        change = float((best.values - values).abs().max())
        values = best.values
        if change <= allowed or gamma == 0.0:
            bound = float("inf") if gamma == 1.0 else gamma / (1.0 - gamma) * change
            return Solved(values, look_ahead(world, values, gamma), bound, n_rounds)
        policy = Sparse(*(part[rows, best.indices].unsqueeze(1) for part in world))  # one action in each state
        for _ in range(n_evaluations):
            values = look_ahead(policy, values, gamma)[:, 0]
    raise ValueError(f"the values still changed by {change} after {max_rounds} rounds: raise max_rounds, or use gamma below 1")


class Swept(NamedTuple):
    """What :func:`prioritised_sweeping` brings back."""

    values: Tensor
    """Values of the states, float64, shape ``[S]``."""
    n_backups: int
    """Backups of single states, the first look at each state included."""


def prioritised_sweeping(model: Model, gamma: float, threshold: float, *, max_backups: int = 10_000_000) -> Swept:
    """Back up the state that may be wrong by most, until no state can be wrong by more than a threshold.

    The priority of a state bounds how much a backup can change it. A backup that moves a state by some amount adds to the priority of each
    state that leads there: the discount, times the probability of the likeliest way, times that amount.

    Args:
        model: The environment.
        gamma: Discount, in ``[0, 1]``.
        threshold: The largest change of a backup that is left, above 0. With ``gamma`` below 1 the values are off by
            ``threshold / (1 - gamma)`` at most.
        max_backups: Backups after which to give up.

    Raises:
        ValueError: An argument is out of range, or the values did not settle.
    """
    if not 0.0 <= gamma <= 1.0 or not threshold > 0.0:
        raise ValueError(f"gamma is {gamma} and threshold {threshold}, expected a number from 0 to 1, and one above 0")
    n_states = len(model.reward)
    ways = [
        [
            (float(reward), [(int(to), float(row[to])) for to in np.flatnonzero(row)])
            for reward, row in zip(model.reward[state], model.continuation[state], strict=True)
        ]
        for state in range(n_states)
    ]
    likeliest = gamma * model.continuation.max(axis=1)  # [S, S], from and to
    leads_here = [[(int(state), float(likeliest[state, to])) for state in np.flatnonzero(likeliest[:, to])] for to in range(n_states)]
    values = [0.0] * n_states

    def backed_up(state: int) -> float:
        return max(reward + gamma * sum(share * values[to] for to, share in outcomes) for reward, outcomes in ways[state])

    priorities = [abs(backed_up(state)) for state in range(n_states)]
    heap = [(-priority, state) for state, priority in enumerate(priorities) if priority > threshold]
    heapq.heapify(heap)
    n_backups = n_states
    while heap:
        noted, state = heapq.heappop(heap)
        if -noted != priorities[state]:
            continue  # an older entry: the state has had another priority since
        if n_backups >= max_backups:
            raise ValueError(f"a state may still change by {-noted} after {n_backups} backups: raise max_backups, or use gamma below 1")
        before, values[state], priorities[state] = values[state], backed_up(state), 0.0
        n_backups += 1
        change = abs(values[state] - before)
        if change == 0.0:
            continue
        for origin, weight in leads_here[state]:
            priorities[origin] += weight * change
            if priorities[origin] > threshold:
                heapq.heappush(heap, (-priorities[origin], origin))
    return Swept(torch.tensor(values, dtype=torch.float64), n_backups)
