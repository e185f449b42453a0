"""The 10-armed testbed once more, in NumPy alone: the numbers that Part 4.3 calls "reference". Usage: bandit_reference.py [N_RUNS] [SEED].

Written from Sutton and Barto's chapter 2, with nothing of the notebook, so that a mistake in one of both programs shows. Each strategy
plays bandits of its own. Prints a line for each strategy: mean regret after 1000 steps and the share of optimal actions over the last 100
steps, in percent, each with its standard error.
"""

import sys
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

N_ARMS, N_STEPS, LAST = 10, 1000, 100
Floats: TypeAlias = NDArray[np.float64]
Rule: TypeAlias = Literal["mean", "bound", "guess"]


def pick(scores: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """The index of the largest score in each row, ties broken by a shuffled order of the columns."""
    order = rng.permuted(np.tile(np.arange(N_ARMS), (len(scores), 1)), axis=1)  # [n_runs, n_arms]
    winners = np.take_along_axis(scores, order, axis=1).argmax(axis=1)
    return order[np.arange(len(scores)), winners]


def scores(rule: Rule, means: Floats, tries: Floats, t: int, rng: np.random.Generator) -> Floats:
    """What a rule thinks of each arm: its mean, its upper confidence bound (c = 2), or a draw from its posterior (prior N(0, 1))."""
    if rule == "mean":
        return means
    if rule == "guess":
        return rng.normal(means * tries / (tries + 1), (tries + 1) ** -0.5)
    return np.where(tries > 0, means + 2 * np.sqrt(np.log(t) / np.maximum(tries, 1)), np.inf)


def life(
    rule: Rule,
    n_runs: int,
    rng: np.random.Generator,
    *,
    epsilon: float = 0.0,
    start: float = 0.0,
    alpha: float | None = None,
) -> tuple[Floats, Floats]:
    """Regret and share of optimal actions of each run, for a strategy that takes the best score, and with ``epsilon`` any arm."""
    truth = rng.standard_normal((n_runs, N_ARMS))
    gaps, rows = truth.max(axis=1)[:, None] - truth, np.arange(n_runs)
    means, tries = np.full((n_runs, N_ARMS), start), np.zeros((n_runs, N_ARMS))
    regret, optimal = np.zeros(n_runs), np.zeros(n_runs)
    for t in range(1, N_STEPS + 1):
        arms = pick(scores(rule, means, tries, t, rng), rng)
        strays = rng.random(n_runs) < epsilon
        arms[strays] = rng.integers(N_ARMS, size=strays.sum())
        paid = truth[rows, arms] + rng.standard_normal(n_runs)
        tries[rows, arms] += 1
        means[rows, arms] += (alpha or 1 / tries[rows, arms]) * (paid - means[rows, arms])
        regret += gaps[rows, arms]
        optimal += (gaps[rows, arms] == 0) & (t > N_STEPS - LAST)
    return regret, 100 * optimal / LAST


def gradient(n_runs: int, rng: np.random.Generator, alpha: float = 0.1) -> tuple[Floats, Floats]:
    """The same for the gradient bandit."""
    truth = rng.standard_normal((n_runs, N_ARMS))
    gaps, rows = truth.max(axis=1)[:, None] - truth, np.arange(n_runs)
    liking, total = np.zeros((n_runs, N_ARMS)), np.zeros(n_runs)
    regret, optimal = np.zeros(n_runs), np.zeros(n_runs)
    for t in range(1, N_STEPS + 1):
        weights = np.exp(liking - liking.max(axis=1, keepdims=True))
        policy = weights / weights.sum(axis=1, keepdims=True)
        below = policy.cumsum(axis=1) < rng.random(n_runs)[:, None]
        arms = np.minimum(below.sum(axis=1), N_ARMS - 1)
        paid = truth[rows, arms] + rng.standard_normal(n_runs)
        total += paid
        push = alpha * (paid - total / t)
        liking -= push[:, None] * policy
        liking[rows, arms] += push
        regret += gaps[rows, arms]
        optimal += (gaps[rows, arms] == 0) & (t > N_STEPS - LAST)
    return regret, 100 * optimal / LAST


def main(n_runs: int, seed: int) -> None:
    """Play all, and print."""
    strategies: dict[str, Callable[[np.random.Generator], tuple[Floats, Floats]]] = {
        "ε = 0": lambda rng: life("mean", n_runs, rng),
        "ε = 0.01": lambda rng: life("mean", n_runs, rng, epsilon=0.01),
        "ε = 0.1": lambda rng: life("mean", n_runs, rng, epsilon=0.1),
        "UCB, c = 2": lambda rng: life("bound", n_runs, rng),
        "Thompson": lambda rng: life("guess", n_runs, rng),
        "optimistic 5": lambda rng: life("mean", n_runs, rng, start=5.0, alpha=0.1),
        "gradient 0.1": lambda rng: gradient(n_runs, rng),
    }
    for number, (name, play) in enumerate(strategies.items()):
        levels = play(np.random.default_rng([seed, number]))
        told = [f"{runs.mean():6.1f} ± {runs.std(ddof=1) / n_runs**0.5:.1f}" for runs in levels]
        print(f"{name:13} regret {told[0]}, optimal {told[1]} %")


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:]]
    main(*arguments, *(4000, 1)[len(arguments) :])
