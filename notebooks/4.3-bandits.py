# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.3: Bandits: exploration and exploitation"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# You have moved to a new town, and there are ten places to have lunch. Some are better than others, and no place is the same every day. On
# Monday you try one, and it is fine. On Tuesday you have a choice that will follow you for as long as you live there: go back to what was
# fine (**exploit** what you know), or try another one (**explore**, and perhaps regret it)?
#
# If you always go back, you may eat decent soup for years, ten metres from the best noodles of your life. If you keep trying, you never
# enjoy what you found. There is no way out of this conflict, but there are better and worse ways through it, and in this part you meet
# five of them. The setting is called a **multi-armed bandit**, after the slot machines with one arm that rob people in casinos.
#
# **Why an RL practitioner cares.** A bandit is reinforcement learning with everything else taken away: one state, and no tomorrow that
# depends on today. What is left is exploration, pure. The answers come back throughout the course: epsilon-greedy in Q-learning and DQN,
# the upper confidence bound in the tree search that mastered Go, Thompson's idea in ensembles of networks, and the gradient bandit is the
# seed of every policy gradient method. And bandits as they are choose news, advertisements and doses in trials, every day.
#
# **After this part you can**
#
# - say what regret is, and compute it;
# - learn action values step by step, with the right step size, for two thousand agents at once;
# - write epsilon-greedy, upper confidence bounds and Thompson sampling, and say what drives each of them to explore;
# - compare strategies so that the comparison can be trusted: on one and the same problem, over many runs, with the spread shown;
# - keep an agent awake in a world that changes.
#
# **You need** tensors with two axes (Parts 1.2 to 1.5), `gather` and broadcasting, the normal distribution, and the step-size rule at the
# end of Part 2.1.
#
# **Time** about 50 minutes to read, 195 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), chapter 2; Thompson, *On the likelihood that
# one unknown probability exceeds another* (1933); Auer, Cesa-Bianchi and Fischer, *Finite-time analysis of the multiarmed bandit problem*
# (2002); Russo and others, *A tutorial on Thompson sampling* (2018); Lattimore and Szepesvári, *Bandit Algorithms* (2020).

# %%
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.figures import controls, plots

device = devices.choose()
plots.use_style()
N_ARMS = 10
N_STEPS = 1000
n_runs = budgets.pick(short=2000, long=4000)


def new_generator(seed: int) -> torch.Generator:
    """Return a random number generator on the device of this notebook."""
    return torch.Generator(device).manual_seed(seed)


# %% [markdown]
# ## 1. The problem, in mathematics
#
# A **$k$-armed bandit** offers the same $k$ actions at every step $t = 1, 2, 3, \dots$. You choose one of them, $A_t$, and receive a reward
# $R_t$. Each action $a$ has a **value**, the mean of its rewards, which nobody tells you:
#
# $$q_*(a) = \mathbb{E}[R_t \mid A_t = a].$$
#
# If you knew $q_*$ you would take its best action for ever. Since you do not, you keep an estimate $Q_t(a)$ of it, for which the plainest
# choice is the mean of the rewards that $a$ gave so far. With $N_t(a)$ for the number of times that $a$ was chosen before step $t$,
#
# $$Q_t(a) = \frac{1}{N_t(a)} \sum_{i < t,\; A_i = a} R_i .$$
#
# How good is a way of choosing? Compare with somebody who knows. The **gap** of an action is what it costs on average to take it in the
# place of the best one, and the **regret** is the sum of these costs:
#
# $$\Delta(a) = \max_{a'} q_*(a') - q_*(a), \qquad \text{regret after } T \text{ steps} = \sum_{t=1}^{T} \Delta(A_t).$$
#
# Note what stands there: the *true* values of what was chosen, not the rewards that luck handed out. So regret never falls, and it is zero
# only for somebody who never made a mistake.
#
# **Our test problem** is the 10-armed testbed of Sutton and Barto. For each run ten true values are drawn from a normal distribution with
# mean 0 and variance 1, and each reward is the true value of the chosen action plus noise of the same kind:
#
# $$q_*(a) \sim \mathcal{N}(0, 1), \qquad R_t = q_*(A_t) + \text{noise}, \quad \text{noise} \sim \mathcal{N}(0, 1).$$
#
# One run says nothing: its arms may be easy to tell apart, or its noise unlucky. So everything is done for many runs.

# %% [markdown]
# ## 2. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $k$ | number of arms (actions) | `n_arms` | scalar |
# | $t$ | step, counted from 1 | `step` | scalar |
# | $q_*(a)$ | true value of each arm, in each run | `true_values` | `[n_runs, n_arms]`, float32 |
# | $Q_t(a)$ | estimates | `estimates` | `[n_runs, n_arms]`, float32 |
# | $N_t(a)$ | how often each arm was chosen so far | `counts` | `[n_runs, n_arms]`, int64 |
# | $A_t$ | the action of each run, at one step | `actions` | `[n_runs]`, int64 |
# | $R_t$ | its reward | `rewards` | `[n_runs]`, float32 |
# | $\varepsilon$ | share of random choices | `epsilon` | scalar in $[0, 1]$ |
# | $\alpha$ | step size of an estimate | `step_size` | scalar in $(0, 1]$, or `None` for $1/N$ |
# | $c$ | how much optimism UCB has | `c` | scalar, at least 0 |
#
# Look at the first axis: **one row is one run**. Two thousand agents, each in front of a bandit of its own, live side by side in one tensor
# and take each step together. They share the clock and nothing else. Section 5 shows what that buys.

# %% [markdown]
# (The tests of the drawing exercises look into your figures with the next three functions. You need not read them.)


# %%
def violin_extents(axes: Axes) -> list[tuple[float, float, float]]:
    """Return (centre on x, lowest y, highest y) of each violin in the axes, from left
    to right.
    """
    found: list[tuple[float, float, float]] = []
    for body in axes.collections:
        if isinstance(body, PolyCollection):
            corners = np.asarray(
                body.get_paths()[0].vertices, dtype=np.float64
            )  # [n_corners, 2]
            x, y = corners[:, 0], corners[:, 1]
            found.append(((x.min() + x.max()) / 2, y.min(), y.max()))
    return sorted(found)


def named_line(
    axes: Axes, name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of the line that is labelled with ``name`` (two empty arrays where
    there is none).
    """
    for line in axes.get_lines():
        if line.get_label() == name:
            return np.asarray(line.get_xdata(), dtype=np.float64), np.asarray(
                line.get_ydata(), dtype=np.float64
            )
    return np.zeros(0), np.zeros(0)


def band_extents(axes: Axes) -> list[tuple[float, float, float]]:
    """Return (x, lowest y, highest y) at each corner of the filled bands in the axes,
    in the order of x.
    """
    found: dict[float, list[float]] = {}
    for body in axes.collections:
        if isinstance(body, PolyCollection):
            for path in body.get_paths():
                for x, y in np.asarray(path.vertices, dtype=np.float64).tolist():
                    found.setdefault(x, []).append(y)
    return [(x, min(heights), max(heights)) for x, heights in sorted(found.items())]


# %% [markdown]
# ## 3. Meet a bandit
#
# ### Exercise 1: pull the arms
#
# *Easy, about 10 minutes.* Before any strategy, a bandit. Given the true values of one bandit, pull **each** arm `n_pulls` times and return
# all payouts as a tensor of shape `[n_arms, n_pulls]`. Each payout is the arm's true value plus noise from $\mathcal{N}(0, 1)$, drawn
# afresh for every single pull.
#
# With `true_values = [5.0, -5.0]` and `n_pulls=3` a result could be `[[4.6, 6.1, 5.3], [-5.9, -4.2, -5.1]]`.
#
# All noise comes from the `generator` that is passed in, and lies on its device, as the true values do.
#
# <details><summary>Hint</summary>
#
# `torch.randn(shape, generator=generator, device=generator.device)` draws the noise. To add one number to each *row*, the true values need
# a second axis: `true_values[:, None]` has shape `[n_arms, 1]`.
#
# </details>


# %% exercise="simulate_payouts" task=1
def simulate_payouts(
    true_values: torch.Tensor, n_pulls: int, generator: torch.Generator
) -> torch.Tensor:
    """Pull each arm of a bandit many times.

    Args:
        true_values: Mean payout of each arm, shape ``[n_arms]``, float32.
        n_pulls: How often each arm is pulled.
        generator: Where all noise comes from; on the same device as ``true_values``.

    Returns:
        Payouts, shape ``[n_arms, n_pulls]``, float32.
    """
    # BEGIN SOLUTION
    noise = torch.randn(
        (len(true_values), n_pulls), generator=generator, device=generator.device
    )
    return true_values[:, None] + noise  # [n_arms, n_pulls]
    # END SOLUTION


# %% test="simulate_payouts" points=1
def test_simulate_payouts() -> None:
    payouts = checks.attempt(
        simulate_payouts,
        torch.tensor([5.0, -5.0], device=device),
        4000,
        new_generator(0),
    )
    payouts = checks.tensor(
        "the payouts",
        payouts,
        shape=(2, 4000),
        thought="One row for each arm, one column for each pull.",
    )
    checks.close(
        "the mean of each row",
        payouts.mean(dim=1),
        [5.0, -5.0],
        atol=0.1,
        thought="Around which number do an arm's payouts scatter?",
    )
    checks.close(
        "the variance of each row",
        payouts.var(dim=1),
        [1.0, 1.0],
        atol=0.15,
        thought="The noise has variance 1 for every arm.",
    )


# %% hidden="simulate_payouts" points=1
def hidden_simulate_payouts() -> None:
    for seed, values in enumerate(([0.0], [3.0, -1.0, 0.0, 40.0], [-0.5] * 6)):
        true = torch.tensor(values, device=device)
        with checks.unchanged(true_values=true):
            payouts = checks.attempt(
                simulate_payouts, true, 5000, new_generator(431 + seed)
            )
        thought = (
            "One row for each arm, one column for each pull, in float32, for any "
            "number "
            "of arms?"
        )
        payouts = checks.tensor(
            "the payouts",
            payouts,
            shape=(len(values), 5000),
            dtype=torch.float32,
            thought=thought,
        )
        noise = (
            payouts.cpu().double() - torch.tensor(values, dtype=torch.float64)[:, None]
        )
        checks.close(
            "the mean of each row",
            noise.mean(dim=1),
            [0.0] * len(values),
            atol=0.07,
            thought="Is the mean of each row its true value?",
        )
        checks.close(
            "the variance",
            noise.var(dim=1),
            [1.0] * len(values),
            atol=0.1,
            thought="Is the variance 1, whatever the true value?",
        )
        inside = (noise.abs() < 1.0).double().mean()
        checks.close(
            "normal noise",
            inside,
            0.6827,
            atol=0.035,
            thought=(
                "Is the noise normal (about two thirds within one standard deviation)?"
            ),
        )
        if len(values) > 1:
            related = torch.corrcoef(noise)[0, 1:]
            checks.close(
                "unrelated rows",
                related,
                [0.0] * (len(values) - 1),
                atol=0.07,
                thought="Does each arm get noise of its own?",
            )
        again = checks.attempt(simulate_payouts, true, 5000, new_generator(431 + seed))
        checks.equal(
            "repeatable",
            torch.equal(again, payouts),
            True,
            thought="Does all randomness come from the generator?",
        )
    shared = new_generator(7)
    first, second = (
        checks.attempt(simulate_payouts, torch.zeros(2, device=device), 3, shared)
        for _ in range(2)
    )
    checks.true(
        "draws go on",
        not torch.equal(first, second),
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# ### Exercise 2: what each arm pays
#
# *Medium, about 15 minutes.* Draw the payout distribution of each arm. A **violin** is a good picture of one: its width at some height says
# how often payouts of that size came. Return a figure with one axes in which
#
# - arm 0 has its violin at $x = 0$, arm 1 at $x = 1$, and so on (`axes.violinplot` begins at 1 unless you say otherwise);
# - one line of markers shows each arm's mean payout, at the same places;
# - both axes have labels.
#
# For `payouts = [[1.0, 2.0, 3.0], [5.0, 5.0, 8.0]]` there are two violins, from 1 to 3 at $x = 0$ and from 5 to 8 at $x = 1$, and the
# markers stand at $(0, 2)$ and $(1, 6)$.
#
# <details><summary>Hint</summary>
#
# matplotlib knows nothing of GPUs: go through `payouts.cpu().numpy()`. `violinplot` takes a *list* of arrays, one for each violin; from a
# table it takes the columns, which are not what you want here. For the markers, `axes.plot(x, y, "o", linestyle="none")`.
#
# </details>


# %% exercise="payout_figure" task=1
def payout_figure(payouts: torch.Tensor) -> Figure:
    """Draw the distribution of each arm's payouts as a violin, and the means as
    markers.

    Args:
        payouts: Shape ``[n_arms, n_pulls]``, on any device.

    Returns:
        A figure with one axes.
    """
    # BEGIN SOLUTION
    rows = payouts.cpu().numpy()  # [n_arms, n_pulls]
    arms = np.arange(len(rows))
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    axes.violinplot(list(rows), positions=arms.tolist(), showextrema=False, widths=0.8)
    axes.plot(
        arms,
        rows.mean(axis=1),
        "o",
        color="black",
        linestyle="none",
        label="mean payout",
    )
    axes.set(xlabel="arm", ylabel="payout", xticks=arms.tolist())
    axes.legend()
    return figure
    # END SOLUTION


# %% test="payout_figure" points=1
def test_payout_figure() -> None:
    payouts = torch.tensor([[1.0, 2.0, 3.0], [5.0, 5.0, 8.0]], device=device)
    axes = checks.panels_of(
        checks.figure(
            checks.attempt(payout_figure, payouts),
            n_axes=1,
            thought="Return the figure, with one axes.",
        )
    )[0]
    violins = violin_extents(axes)
    checks.equal(
        "the number of violins",
        len(violins),
        2,
        thought="One violin for each arm: a list of rows, not a table?",
    )
    thought = (
        "Does arm 0 stand at x = 0, and does each violin hold the payouts of one arm?"
    )
    checks.close(
        "violins as (x, lowest, highest)",
        violins,
        [(0, 1, 3), (1, 5, 8)],
        atol=0.02,
        thought=thought,
    )
    checks.line(
        "the means",
        axes,
        [0, 1],
        [2, 6],
        thought="One line of markers through (arm, mean payout).",
    )
    plt.close("all")


# %% hidden="payout_figure" points=1
def hidden_payout_figure() -> None:
    for n_arms, n_pulls, seed in ((1, 50, 1), (3, 8, 2), (4, 4, 3), (12, 200, 4)):
        payouts = (
            torch.randn(
                (n_arms, n_pulls), generator=torch.Generator().manual_seed(seed)
            )
            ** 3
            + (torch.arange(n_arms)[:, None] * 7 + 3) % 5
        )
        given = payouts.to(device)
        with checks.unchanged(payouts=given):
            figure = checks.attempt(payout_figure, given)
        axes = checks.panels_of(
            checks.figure(figure, n_axes=1, thought="Is it one figure with one axes?")
        )[0]
        violins = violin_extents(axes)
        checks.equal(
            "the number of violins",
            len(violins),
            n_arms,
            thought="Is it one violin for each arm, whatever the number of pulls?",
        )
        expected_violins = [
            (float(arm), min(row), max(row)) for arm, row in enumerate(payouts.tolist())
        ]
        thought = (
            "Does each violin stand at its arm's number, and reach from the arm's "
            "lowest "
            "payout to its highest?"
        )
        checks.close(
            "the violins",
            violins,
            expected_violins,
            rtol=0.02,
            atol=0.05,
            thought=thought,
        )
        expected_means = [sum(row) / n_pulls for row in payouts.tolist()]
        checks.line(
            "the means",
            axes,
            range(n_arms),
            expected_means,
            atol=1e-4,
            thought="Is it the mean (not the median), at the arm's number?",
        )


# %% [markdown]
# Here is the bandit of our first run, with the functions that you have just written. (This cell needs Exercises 1 and 2.)

# %% alt="Violins of the payouts of ten arms, each with a dot at its mean: the means differ by less than the payouts of one arm." tags=["demo", "nbval-check-output"]
with checks.demonstration():
    first_bandit = torch.randn(N_ARMS, generator=torch.Generator().manual_seed(3)).to(
        device
    )
    bandit_figure = payout_figure(
        simulate_payouts(first_bandit, 2000, new_generator(0))
    )
    plt.show()
    best, second = first_bandit.cpu().sort(descending=True).values[:2].tolist()
    print(
        f"best arm: {int(first_bandit.argmax())}, with a true value of {best:.2f}; "
        f"the second best has {second:.2f}"
    )

# %% [markdown]
# What to see: the violins overlap almost everywhere. A single payout tells you close to nothing about which arm it came from, and the two
# best arms are hard to tell apart even after many. That is the whole difficulty.

# %% [markdown]
# ## 4. Learning values, step by step
#
# Two thousand agents with ten arms each should not store every reward that they ever saw. They need not: the mean can be kept up to date.
# If $Q_N$ is the mean of the first $N - 1$ rewards of an arm, and $R$ is the $N$-th,
#
# $$Q_{N+1} = \frac{1}{N} \bigl( R + (N - 1)\, Q_N \bigr) = Q_N + \frac{1}{N} \bigl( R - Q_N \bigr).$$
#
# This is the shape that all learning in the course has: **new estimate = old estimate + step size times (target minus old estimate)**. You
# met it at the end of Part 2.1. With the step size $1/N$ it is the exact mean of all that was seen. With a fixed step size $\alpha$, each
# reward is forgotten by and by, since a reward that is $m$ steps old has the weight $\alpha (1 - \alpha)^m$.
#
# ### Exercise 3: one step of learning
#
# *Medium, about 20 minutes.* Every run has chosen one arm and got one reward. Update `counts` and `estimates` **in place**:
#
# - in each run, the count of the chosen arm grows by one;
# - its estimate moves to $Q + \alpha\,(R - Q)$, with $\alpha$ = `step_size`, or, where that is `None`, $\alpha = 1/N$ with the *new* count;
# - everything else stays as it was.
#
# Two runs with three arms: `estimates = [[0, 2, 0], [1, 0, 0]]`, `counts = [[0, 3, 0], [1, 0, 0]]`, `actions = [1, 2]`, `rewards = [6, 5]`.
# Run 0 had chosen arm 1 three times, with mean 2. The fourth reward makes it $2 + \tfrac14 (6 - 2) = 3$. Run 1 tries its arm 2 for the
# first time, so its mean is 5.
#
# <details><summary>Hint</summary>
#
# With `rows = torch.arange(n_runs, device=...)`, the expression `estimates[rows, actions]` picks one entry from each row, and you may
# assign to it. (`estimates[:, actions]` is something else: try it on a small table.) `gather` and `scatter_` do the same, a little faster.
#
# </details>


# %% exercise="update_estimates" task=2
def update_estimates(
    estimates: torch.Tensor,
    counts: torch.Tensor,
    actions: torch.Tensor,
    rewards: torch.Tensor,
    step_size: float | None = None,
) -> None:
    """Take one reward of each run into account, in place.

    Args:
        estimates: Estimated values, shape ``[n_runs, n_arms]``, float32; the chosen
            entries change.
        counts: How often each arm was chosen, shape ``[n_runs, n_arms]``, int64; the
            chosen entries grow by one.
        actions: The arm that each run chose, shape ``[n_runs]``, int64.
        rewards: What it paid, shape ``[n_runs]``, float32.
        step_size: How far an estimate moves towards the reward, in ``(0, 1]``; ``None``
            keeps the mean of all rewards.

    Source:
        Sutton and Barto, sections 2.4 and 2.5.
    """
    # BEGIN SOLUTION
    chosen = actions[:, None]  # [n_runs, 1]
    counts.scatter_add_(1, chosen, torch.ones_like(chosen))
    old = estimates.gather(1, chosen)  # [n_runs, 1]
    weight = 1.0 / counts.gather(1, chosen) if step_size is None else step_size
    estimates.scatter_(1, chosen, old + weight * (rewards[:, None] - old))
    # END SOLUTION


# %% test="update_estimates" points=1
def test_update_estimates() -> None:
    estimates = torch.tensor([[0.0, 2.0, 0.0], [1.0, 0.0, 0.0]], device=device)
    counts = torch.tensor([[0, 3, 0], [1, 0, 0]], device=device)
    actions, rewards = (
        torch.tensor([1, 2], device=device),
        torch.tensor([6.0, 5.0], device=device),
    )
    checks.attempt(update_estimates, estimates, counts, actions, rewards)
    checks.equal(
        "counts",
        counts,
        [[0, 4, 0], [1, 0, 1]],
        thought="One more for the chosen arm of each run: is it done in place?",
    )
    checks.close(
        "estimates",
        estimates,
        [[0, 3, 0], [1, 0, 5]],
        thought="Run 0: a quarter of the way from 2 to 6. Run 1: its first reward.",
    )
    checks.attempt(update_estimates, estimates, counts, actions, rewards, step_size=0.5)
    checks.close(
        "estimates with step size 0.5",
        estimates,
        [[0, 4.5, 0], [1, 0, 5]],
        thought="Half of the way from 3 to 6.",
    )


# %% hidden="update_estimates" points=2
def hidden_update_estimates() -> None:
    rng = np.random.default_rng(433)
    for runs, arms, length in (
        (1, 1, 5),
        (1, 4, 30),
        (3, 3, 25),
        (40, 6, 30),
        (5, 2, 1),
    ):
        for step_size in (None, 0.1, 1.0, 0.9):
            start = rng.normal(scale=3.0, size=(runs, arms))
            estimates = torch.tensor(start, dtype=torch.float32, device=device)
            counts = torch.zeros((runs, arms), dtype=torch.int64, device=device)
            plan, pay = (
                rng.integers(arms, size=(length, runs)),
                rng.normal(scale=4.0, size=(length, runs)),
            )
            for actions, rewards in zip(plan, pay, strict=True):
                given = {
                    "actions": torch.tensor(actions, device=device),
                    "rewards": torch.tensor(
                        rewards, dtype=torch.float32, device=device
                    ),
                }
                with checks.unchanged(**given):
                    checks.attempt(
                        update_estimates,
                        estimates,
                        counts,
                        given["actions"],
                        given["rewards"],
                        step_size,
                    )
            # Written another way: the weighted mean of everything that an arm paid.
            expected_estimates, expected_counts = (
                start.copy(),
                np.zeros((runs, arms), dtype=np.int64),
            )
            for run, arm in np.ndindex(runs, arms):
                seen = pay[plan[:, run] == arm, run]
                expected_counts[run, arm] = n = len(seen)
                if n and step_size is None:
                    expected_estimates[run, arm] = seen.sum() / n
                elif n:
                    keep = 1.0 - (step_size or 0.0)
                    weights = (1.0 - keep) * keep ** np.arange(n)[::-1]
                    expected_estimates[run, arm] = (
                        weights @ seen + keep**n * start[run, arm]
                    )
            checks.equal(
                "counts",
                counts,
                expected_counts,
                thought="Does each run count its own arm, with both step sizes?",
            )
            thought = (
                "Does only the chosen arm of each run move, by 1/N with the arm's "
                "own new "
                "count, or by the step size?"
            )
            checks.close(
                "estimates",
                estimates,
                expected_estimates,
                rtol=1e-3,
                atol=1e-4,
                thought=thought,
            )


# %% [markdown]
# ### Choosing the best, without favourites
#
# The next function is given, since everything below stands on it. It returns, for each run, an arm with the largest score; and where
# several arms are tied, **each of them with the same probability**. `torch.argmax` promises no such thing: among equals it has a favourite,
# usually the first. An untrained agent has nothing but ties. With a favourite it would not explore at its start, it would only read the
# menu from the top.


# %%
def random_argmax(scores: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Return an arm with the largest score in each row; tied arms are equally likely.

    Args:
        scores: Shape ``[n_runs, n_arms]``; may hold infinities, but no NaN. Not
            changed.
        generator: Where the choice among tied arms comes from; on the device of
            ``scores``.

    Returns:
        Arms, shape ``[n_runs]``, int64.
    """
    best = scores == scores.amax(dim=1, keepdim=True)  # [n_runs, n_arms]
    lots = torch.rand(scores.shape, generator=generator, device=scores.device)
    return torch.where(best, lots, -1.0).argmax(
        dim=1
    )  # each best arm draws a lot, and the highest lot wins


# %% tags=["demo"]
def show_choosing_best_without() -> None:
    """Show: choosing the best, without favourites."""
    tied = torch.tensor([0.0, 2.0, 1.0, 2.0, 2.0], device=device).expand(30_000, 5)
    for name, winners in (
        ("torch.argmax ", tied.argmax(dim=1)),
        ("random_argmax", random_argmax(tied, new_generator(0))),
    ):
        shares = torch.bincount(winners, minlength=5).cpu() / 30_000
        print(
            f"{name} on scores [0, 2, 1, 2, 2]: share of each arm "
            f"{np.round(shares, 2).tolist()}"
        )
    assert torch.allclose(
        shares, torch.tensor([0.0, 1 / 3, 0.0, 1 / 3, 1 / 3]), atol=0.015
    )


show_choosing_best_without()

# %% [markdown]
# ### Exercise 4: epsilon-greedy
#
# *Medium, about 15 minutes.* The simplest way to explore: with probability $\varepsilon$ choose an arm at random, from **all** arms;
# otherwise choose one with the largest estimate, with ties broken at random. Write it for all runs at once. Each run tosses a coin of its
# own, and each run that explores draws an arm of its own. You may call `random_argmax`.
#
# With estimates `[1.0, 5.0, 5.0]` in a run and $\varepsilon = 0.3$, arm 0 comes up with probability $0.1$ (a third of the time that is
# spent exploring), arms 1 and 2 with $0.45$ each.
#
# <details><summary>Hint</summary>
#
# Prepare both answers for all runs: the greedy arms, and random ones from `torch.randint(n_arms, (n_runs,), generator=..., device=...)`.
# Then a coin for each run, `torch.rand(n_runs, ...) < epsilon`, says which of the two counts: `torch.where(coin, a, b)`.
#
# </details>


# %% exercise="epsilon_greedy" task=2
def epsilon_greedy(
    estimates: torch.Tensor, epsilon: float, generator: torch.Generator
) -> torch.Tensor:
    """Choose an arm in each run: with probability ``epsilon`` any, otherwise one of the
    best.

    Args:
        estimates: Estimated values, shape ``[n_runs, n_arms]``; not changed.
        epsilon: Probability of a random choice, in ``[0, 1]``.
        generator: Where all randomness comes from; on the device of ``estimates``.

    Returns:
        Arms, shape ``[n_runs]``, int64.

    Source:
        Sutton and Barto, section 2.2.
    """
    # BEGIN SOLUTION
    n_runs, n_arms = estimates.shape
    explores = (
        torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    )
    anything = torch.randint(
        n_arms, (n_runs,), generator=generator, device=estimates.device
    )
    return torch.where(explores, anything, random_argmax(estimates, generator))
    # END SOLUTION


# %% test="epsilon_greedy" points=1
def test_epsilon_greedy() -> None:
    estimates = torch.tensor([1.0, 5.0, 5.0], device=device).repeat(4000, 1)
    for epsilon, expected_shares in ((0.0, [0.0, 0.5, 0.5]), (0.3, [0.1, 0.45, 0.45])):
        arms = checks.attempt(epsilon_greedy, estimates, epsilon, new_generator(0))
        thought = "One arm for each run, as an index."
        arms = checks.tensor(
            "the arms", arms, shape=(4000,), dtype=torch.int64, thought=thought
        )
        shares = [float((arms == arm).float().mean()) for arm in range(3)]
        thought = (
            "Does each run toss its own coin, are ties shared, and is exploring a draw "
            "from all arms?"
        )
        checks.close(
            f"the share of each arm, epsilon {epsilon}",
            shares,
            expected_shares,
            atol=0.04,
            thought=thought,
        )


# %% hidden="epsilon_greedy" points=2
def hidden_epsilon_greedy() -> None:
    thought = (
        "Is it right in every run: a coin and an arm of its own, draws from all arms, "
        "ties shared, and only the best at epsilon 0?"
    )
    for trial, (row, other, epsilon) in enumerate(
        (
            ([0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], 0.0),
            ([-3.0, -1.0, -1.0, -2.0, -1.0], [9.0, 1.0, 1.0, 1.0, 9.0], 0.4),
            ([2.0, 7.0], [7.0, 2.0], 0.5),
            ([1.0, 2.0, 9.0], [9.0, 9.0, 9.0], 1.0),
            ([4.0], [-4.0], 0.3),
            ([1.0, 1.0 + 1.2e-7, 1.0], [1.0, 1.0, 1.0 - 6e-8], 0.0),
            ([-math.inf, 2.0, 2.0], [0.0, -math.inf, -1.0], 0.1),
        )
    ):
        # Runs of two kinds, in turn, so that an answer which treats all runs alike is
        # seen.
        estimates = torch.tensor([row, other], device=device).repeat(4000, 1)
        with checks.unchanged(estimates=estimates):
            arms = checks.attempt(
                epsilon_greedy, estimates, epsilon, new_generator(434 + trial)
            )
        arms = checks.tensor(
            "the arms",
            arms,
            shape=(8000,),
            dtype=torch.int64,
            thought="Is it one index (int64) for each run?",
        )
        for kind, values in enumerate((row, other)):
            as_stored = np.array(values, dtype=np.float32)
            best = as_stored == as_stored.max()
            expected_shares = epsilon / len(row) + (1 - epsilon) * best / best.sum()
            shares = np.bincount(arms[kind::2].cpu().numpy(), minlength=len(row)) / 4000
            checks.close(
                "the shares", shares, expected_shares, atol=0.035, thought=thought
            )
            checks.true(
                "no exploration",
                epsilon > 0 or not shares[~best].any(),
                thought="With epsilon 0, is it only ever the best?",
            )
    half = checks.attempt(
        epsilon_greedy, torch.zeros((2000, 50), device=device), 0.5, new_generator(7)
    )
    again = checks.attempt(
        epsilon_greedy, torch.zeros((2000, 50), device=device), 0.5, new_generator(7)
    )
    checks.equal(
        "repeatable",
        torch.equal(half, again),
        True,
        thought="Does all randomness come from the generator that is passed in?",
    )
    shared = new_generator(7)
    first, second = (
        checks.attempt(
            epsilon_greedy, torch.zeros((50, 50), device=device), 0.5, shared
        )
        for _ in range(2)
    )
    checks.true(
        "draws go on",
        not torch.equal(first, second),
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# ## 5. The testbed, and a fair race
#
# Strategies are compared on **one and the same problem**. So the problem is drawn once, before anybody plays: the true values of every run,
# and even the noise of every step. If two strategies choose the same arm at the same step of the same run, they get the same reward.
# Whatever then differs between them is the strategies' doing.
#
# The true values carry a step axis, since in Section 10 the world will change under our feet. For now nothing changes, and the axis is a
# stretched view of one table (`expand`), which costs no memory.


# %%
@dataclass(frozen=True)
class Testbed:
    """A bandit for each run, with all that chance will do to it."""

    true_values: torch.Tensor
    """Mean payout of each arm at each step, shape ``[n_steps, n_runs, n_arms]``,
    float32.
    """
    noise: torch.Tensor
    """What is added to the reward at each step, whatever the arm, shape ``[n_steps,
    n_runs]``, float32.
    """


class Strategy(Protocol):
    """Somebody who plays all runs at once."""

    def choose(self, step: int) -> torch.Tensor:
        """Return the arm of each run, shape ``[n_runs]``, int64; ``step`` counts from
        1.
        """
        ...

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Hear of the rewards of the arms just chosen, both of shape ``[n_runs]``."""
        ...


@dataclass(frozen=True)
class Record:
    """What was done and what it paid."""

    actions: torch.Tensor
    """Arms, shape ``[n_steps, n_runs]``, int64."""
    rewards: torch.Tensor
    """Rewards, shape ``[n_steps, n_runs]``, float32."""


def make_testbed(n_runs: int, n_steps: int, seed: int, n_arms: int = N_ARMS) -> Testbed:
    """Draw a testbed of bandits that never change: true values and noise are standard
    normal.
    """
    generator = torch.Generator().manual_seed(
        seed
    )  # on the CPU: every device plays the same bandits
    values = torch.randn((n_runs, n_arms), generator=generator).to(device)
    noise = torch.randn((n_steps, n_runs), generator=generator).to(device)
    return Testbed(values.expand(n_steps, n_runs, n_arms), noise)


def play(strategy: Strategy, testbed: Testbed) -> Record:
    """Let a strategy play all runs of a testbed from the first step to the last."""
    actions = torch.empty(
        testbed.noise.shape, dtype=torch.int64, device=testbed.noise.device
    )
    rewards = torch.empty_like(testbed.noise)
    for index in range(len(testbed.noise)):
        chosen = strategy.choose(index + 1)
        paid = (
            testbed.true_values[index].gather(1, chosen[:, None]).squeeze(1)
            + testbed.noise[index]
        )  # [n_runs]
        strategy.learn(chosen, paid)
        actions[index], rewards[index] = chosen, paid
    return Record(actions, rewards)


# %% [markdown]
# The first agents. They own a table of estimates and one of counts; your functions do the rest. (From here on the demonstrations need
# Exercises 3 and 4.)


# %% alt="Two panels over 1000 steps for three values of epsilon: mean reward, and share of optimal actions; the greedy agent stays at 38 %, epsilon 0.1 reaches 80 %." tags=["demo"]
class EpsilonGreedy:
    """Explores a fixed share of the time."""

    def __init__(
        self,
        n_runs: int,
        epsilon: float,
        generator: torch.Generator,
        *,
        initial: float = 0.0,
        step_size: float | None = None,
    ) -> None:
        """Start with all estimates at ``initial``."""
        self.epsilon, self.generator, self.step_size = epsilon, generator, step_size
        self.estimates = torch.full((n_runs, N_ARMS), initial, device=generator.device)
        self.counts = torch.zeros(
            (n_runs, N_ARMS), dtype=torch.int64, device=generator.device
        )

    def choose(self, step: int) -> torch.Tensor:
        """Choose with your function."""
        _ = step
        return epsilon_greedy(self.estimates, self.epsilon, self.generator)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Learn with your function."""
        update_estimates(self.estimates, self.counts, actions, rewards, self.step_size)


def testbed_figure(chosen: Mapping[str, Record]) -> Figure:
    """Draw the mean reward and the share of optimal actions at each step, over all runs
    and the latest ten steps.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
    steps = np.arange(1, N_STEPS + 1)
    for name, record in chosen.items():
        optimal = (
            (record.actions == best_arms).float().mean(dim=1).cpu().numpy()
        )  # [n_steps]
        left.plot(
            steps,
            plots.moving_average(record.rewards.mean(dim=1).cpu().numpy(), 10),
            label=name,
        )
        right.plot(steps, 100 * plots.moving_average(optimal, 10), label=name)
    highest = float(testbed.true_values[0].amax(dim=1).mean())
    left.axhline(
        highest, color="grey", linestyle="-", linewidth=1, label="always the best arm"
    )
    left.set(
        xlabel="step", ylabel="reward (mean over runs and 10 steps)", ylim=(0, 1.65)
    )
    right.set(xlabel="step", ylabel="optimal action (% of runs)", ylim=(0, 100))
    left.legend(loc="lower right")
    return figure


with checks.demonstration():
    testbed = make_testbed(n_runs, N_STEPS, seed=2018)
    EPSILONS = (0.0, 0.01, 0.1)
    records = {
        f"ε = {_epsilon:g}": play(
            EpsilonGreedy(n_runs, _epsilon, new_generator(1)), testbed
        )
        for _epsilon in EPSILONS
    }
    best_arms = testbed.true_values[0].argmax(dim=1)  # [n_runs]

    epsilon_figure_testbed = testbed_figure(records)
    plt.show()

# %% [markdown]
# These are the curves of Sutton and Barto's Figure 2.2. The greedy agent ($\varepsilon = 0$) rises first, and gets stuck: it takes the
# first arm that looks good, and never finds out what else there was. With $\varepsilon = 0.1$ the agent finds the best arm most of the
# time, but keeps taking random ones. With $\varepsilon = 0.01$ it is slow, and still rising when the curtain falls.
#
# ### Why all runs at once?
#
# The same experiment as a plain loop: for each run, for each step, choose and learn, with arrays of ten numbers. And because arrays of ten
# numbers are a little silly, once more with Python's lists.


# %% tags=["demo"]
def loop_with_arrays(n_runs: int, n_steps: int, epsilon: float) -> float:
    """Play epsilon-greedy one run after the other with NumPy, and return the mean
    reward.
    """
    rng, total = np.random.default_rng(0), 0.0
    for _ in range(n_runs):
        values, estimates, counts = (
            rng.normal(size=N_ARMS),
            np.zeros(N_ARMS),
            np.zeros(N_ARMS),
        )
        for _ in range(n_steps):
            explores = rng.random() < epsilon
            arm = int(
                rng.integers(N_ARMS)
                if explores
                else rng.choice(np.flatnonzero(estimates == estimates.max()))
            )
            reward = rng.normal(values[arm])
            counts[arm] += 1
            estimates[arm] += (reward - estimates[arm]) / counts[arm]
            total += reward
    return total / n_runs / n_steps


def loop_with_lists(n_runs: int, n_steps: int, epsilon: float) -> float:
    """Play epsilon-greedy one run after the other with lists, and return the mean
    reward.
    """
    rng, total = random.Random(0), 0.0
    for _ in range(n_runs):
        values, estimates, counts = (
            [rng.gauss(0, 1) for _ in range(N_ARMS)],
            [0.0] * N_ARMS,
            [0] * N_ARMS,
        )
        for _ in range(n_steps):
            highest = max(estimates)
            explores = rng.random() < epsilon
            arm = (
                rng.randrange(N_ARMS)
                if explores
                else rng.choice([a for a in range(N_ARMS) if estimates[a] == highest])
            )
            reward = rng.gauss(values[arm], 1)
            counts[arm] += 1
            estimates[arm] += (reward - estimates[arm]) / counts[arm]
            total += reward
    return total / n_runs / n_steps


def microseconds(job: Callable[[], object], n_choices: int) -> float:
    """Return the processor time of a job for each choice that it makes, in
    microseconds; the best of three tries.
    """
    times: list[float] = []
    for _ in range(3):
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return 1e6 * min(times) / n_choices


def one_by_one() -> Record:
    """Play with the tensor code, on a testbed of a single run."""
    return play(
        EpsilonGreedy(1, 0.1, new_generator(1)), make_testbed(1, N_STEPS, seed=0)
    )


def all_at_once() -> Record:
    """Play a fifth of the steps with the tensor code, for all runs."""
    return play(
        EpsilonGreedy(n_runs, 0.1, new_generator(1)),
        make_testbed(n_runs, N_STEPS // 5, seed=0),
    )


with checks.demonstration():
    costs = {
        "tensors, one run at a time": microseconds(one_by_one, N_STEPS),
        "a loop over NumPy arrays": microseconds(
            lambda: loop_with_arrays(5, N_STEPS, 0.1), 5 * N_STEPS
        ),
        "a loop over Python lists": microseconds(
            lambda: loop_with_lists(20, N_STEPS, 0.1), 20 * N_STEPS
        ),
        "tensors, all runs at once": microseconds(all_at_once, n_runs * N_STEPS // 5),
    }
    for name, cost in costs.items():
        print(
            f"{name:27} {cost:7.3f} microseconds a choice: all at once is "
            f"{cost / costs['tensors, all runs at once']:5.1f} "
            f"times as fast"
        )

# %% [markdown]
# What to see: calling an array library for ten numbers costs far more than the ten additions, so one run at a time even the lists win. With
# thousands of numbers in each call the same tensor code leaves all loops behind. This is how RL is done at scale: not one environment, but
# thousands of them, side by side in one tensor.

# %% [markdown]
# ### Who was chosen, and how often?
#
# Regret tells that an agent erred, not where. So count the **selections** of each arm in each run. With four arms and the actions
# `[[0, 2], [0, 2], [1, 2]]` (three steps of two runs), run 0 chose arms 0, 0, 1, and run 1 chose arm 2 three times: the counts are `[[2, 1,
# 0, 0], [0, 0, 3, 0]]`.


# %%
def selection_counts(actions: torch.Tensor, n_arms: int) -> torch.Tensor:
    """Count how often each arm was chosen in each run.

    Args:
        actions: Chosen arms, shape ``[n_steps, n_runs]``, int64.
        n_arms: Number of arms, chosen or not.

    Returns:
        Counts, shape ``[n_runs, n_arms]``, int64, on the device of ``actions``.
    """
    return torch.stack([(actions == arm).sum(dim=0) for arm in range(n_arms)], dim=1)


# %% [markdown]
# In every run another arm is the best one. So let us sort the arms of each run by their true values, and look at the selections of the best
# arm, the second best, and so on down to the worst. (This cell needs Exercises 3 to 5.)


# %% alt="Heat map of selections by strategy and rank of the arm: the best arm is chosen 380, 505 and 715 times by epsilon 0, 0.01 and 0.1." tags=["demo"]
def selections_figure(by_rank: Mapping[str, torch.Tensor]) -> Figure:
    """Draw the mean number of selections of the best, the second best, ... arm."""
    figure, axes = plt.subplots(figsize=(8.5, 2.6))
    table = torch.stack(list(by_rank.values())).numpy()  # [n_strategies, n_arms]
    ranks = ["best", "2nd", "3rd", *(f"{rank}th" for rank in range(4, N_ARMS)), "worst"]
    plots.heatmap(
        axes,
        table,
        x_labels=ranks,
        y_labels=list(by_rank),
        value_format="{:.0f}",
        colour_label=f"selections in\n{N_STEPS} steps",
    )
    axes.set(xlabel="arm, sorted by its true value", ylabel="strategy")
    return figure


with checks.demonstration():
    ranking = testbed.true_values[0].argsort(
        dim=1, descending=True
    )  # [n_runs, n_arms]: the best arm first
    selections_by_rank = {
        _name: selection_counts(_record.actions, N_ARMS)
        .gather(1, ranking)
        .float()
        .mean(dim=0)
        .cpu()
        for _name, _record in records.items()
    }

    selections_chosen = selections_figure(selections_by_rank)
    plt.show()
    assert selections_by_rank["ε = 0.1"][0] > 1.5 * selections_by_rank["ε = 0"][0]
    assert selections_by_rank["ε = 0.1"][-1] > selections_by_rank["ε = 0"][-1]
    assert all(selections.argmax() == 0 for selections in selections_by_rank.values())

# %% [markdown]
# What to see: exploring pays off on the left, where the best arm is chosen far more often, and is paid for on the right. An agent with
# $\varepsilon = 0.1$ takes the worst arm over and over, long after it knows better. The random choices do not look at what was learned. The
# next section mends that.
#
# But first, **move the slider**. On the left you see the rewards of a life of 500 steps, on the right how often the best arm was chosen.
#
# - Which $\varepsilon$ gives the largest mean reward (in the title)?
# - What do the curves look like at both ends, at 0 and at 1, and why?
#
# (Where you see no slider, you are looking at a picture of this notebook, at $\varepsilon = 0.1$.)


# %% alt="Two panels with bands over 500 steps for the epsilon of the slider: mean reward and share of optimal actions." tags=["demo"]
def epsilon_figure(epsilon: float) -> Figure:
    """Play 400 runs of 500 steps with one epsilon, and draw reward and optimal actions
    with the interval of the mean.
    """
    record = play(EpsilonGreedy(400, epsilon, new_generator(2)), small_testbed)
    optimal = (
        100.0 * (record.actions == small_testbed.true_values[0].argmax(dim=1)).float()
    )
    steps = np.arange(5, 501, 10)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    for axes, values in ((left, record.rewards), (right, optimal)):
        runs = (
            values.cpu().numpy().reshape(50, 10, 400).mean(axis=1).T
        )  # [n_runs, n_points]: means of ten steps
        plots.curve_with_interval(
            axes, steps, runs, label="mean of 400 runs, 95 % interval"
        )
    left.set(xlabel="step", ylabel="reward (means of ten steps)", ylim=(-0.2, 1.65))
    right.set(xlabel="step", ylabel="optimal action (%)", ylim=(0, 100))
    right.legend(loc="lower right")
    figure.suptitle(
        f"ε = {epsilon:.2f}: mean reward of 500 steps {record.rewards.mean():.3f}"
    )
    return figure


with checks.demonstration():
    small_testbed = make_testbed(400, 500, seed=43)

    controls.interactive_figure(
        epsilon_figure, epsilon=controls.slider(0.0, 1.0, 0.05, 0.1, "exploration ε")
    )
    lives = {
        _e: float(
            play(EpsilonGreedy(400, _e, new_generator(2)), small_testbed).rewards.mean()
        )
        for _e in (0.0, 0.05, 0.1, 0.3, 1.0)
    }
    print(
        "mean reward:",
        ", ".join(f"{_reward:.2f} at ε = {_e:g}" for _e, _reward in lives.items()),
    )
    assert min(lives[0.05], lives[0.1]) > max(lives[0.0], lives[0.3]) + 0.1
    assert abs(lives[1.0]) < 0.1

# %% [markdown]
# A little exploring goes a long way: 0.05 and 0.1 are far better than 0 and 0.3. At 0 the curves are flat after a few steps, since nothing
# new is ever learned; at 1 they are flat from the start, since what is learned is never used, and the reward is that of an average arm,
# zero.

# %% [markdown]
# ## 6. Optimism in the face of uncertainty
#
# Random exploring wastes its tries on arms that are known to be bad. Better to try what *might* be good. How good might an arm be? For the
# mean of $N$ rewards with normal noise of variance 1, the chance to lie more than $u$ below the truth is at most
#
# $$P\bigl( q_*(a) \ge Q + u \bigr) \le e^{-N u^2 / 2}.$$
#
# Let this risk shrink with time, $e^{-N u^2 / 2} = t^{-c^2/2}$, take logarithms and solve for $u$:
#
# $$u = c\, \sqrt{\frac{\ln t}{N_t(a)}} .$$
#
# So $Q_t(a) + u$ is a value that the arm will hardly exceed: an **upper confidence bound** (UCB). Now act as if the best still plausible
# world was the real one:
#
# $$A_t = \arg\max_a \Bigl[ Q_t(a) + c\, \sqrt{\frac{\ln t}{N_t(a)}} \Bigr].$$
#
# Either the arm is as good as hoped, and all is well; or it is not, and then choosing it brings its bound down. An arm that was never tried
# has no bound at all, and comes first.
#
# ### Exercise 5: upper confidence bounds
#
# *Medium, about 15 minutes.* Return the bounds $Q + c \sqrt{\ln t / N}$ of all arms in all runs, and $+\infty$ for each arm that was never
# tried, whatever $c$ and $t$ are. (Who chooses with these scores is `random_argmax`; that is no part of your function.)
#
# With $Q = 1$, $N = 4$, $t = 100$ and $c = 2$ the bound is $1 + 2 \sqrt{4.605 / 4} \approx 3.146$.
#
# <details><summary>Hint</summary>
#
# Division by zero gives infinity for a tensor, which looks as if it did the job by itself. But at the first step, $\ln 1 = 0$, and zero
# divided by zero is NaN. What about $c = 0$? So name the untried arms yourself: `torch.where(counts == 0, math.inf, ...)`.
#
# </details>


# %% exercise="ucb_scores" task=3
def ucb_scores(
    estimates: torch.Tensor, counts: torch.Tensor, step: int, c: float
) -> torch.Tensor:
    """Return the upper confidence bound of each arm.

    Args:
        estimates: Mean reward of each arm so far, shape ``[n_runs, n_arms]``, float32;
            not changed.
        counts: How often each arm was chosen, shape ``[n_runs, n_arms]``, int64; not
            changed.
        step: Number of the step, counted from 1.
        c: Width of the bounds, at least 0.

    Returns:
        Bounds, shape ``[n_runs, n_arms]``, float32; infinite for arms that were never
        chosen.

    Source:
        Sutton and Barto, section 2.7.
    """
    # BEGIN SOLUTION
    bounds = estimates + c * torch.sqrt(math.log(step) / counts)
    return torch.where(counts == 0, math.inf, bounds)
    # END SOLUTION


# %% test="ucb_scores" points=1
def test_ucb_scores() -> None:
    estimates, counts = (
        torch.tensor([[1.0, 0.5, 0.0]], device=device),
        torch.tensor([[4, 96, 0]], device=device),
    )
    bounds = checks.attempt(ucb_scores, estimates, counts, step=100, c=2.0)
    bounds = checks.tensor(
        "the bounds",
        bounds,
        shape=(1, 3),
        thought="One bound for each arm of each run.",
    )
    thought = "Q + c * sqrt(ln t / N), with the arm's own N, and infinity where N is 0."
    checks.close(
        "the bounds",
        bounds,
        [
            [
                1 + 2 * math.sqrt(math.log(100) / 4),
                0.5 + 2 * math.sqrt(math.log(100) / 96),
                math.inf,
            ]
        ],
        thought=thought,
    )


# %% hidden="ucb_scores" points=2
def hidden_ucb_scores() -> None:
    rng = np.random.default_rng(436)
    for runs, arms, step, c in (
        (1, 1, 1, 2.0),
        (3, 4, 1, 0.0),
        (4, 10, 57, 2.0),
        (4, 10, 57, 0.0),
        (30, 6, 9000, 0.3),
        (7, 2, 2, 1.0),
    ):
        for share in (0.0, 0.4, 1.0):
            q, n = (
                rng.normal(scale=2.0, size=(runs, arms)),
                rng.integers(1, 60, size=(runs, arms)),
            )
            n[rng.random((runs, arms)) < share] = 0
            estimates, counts = (
                torch.tensor(q, dtype=torch.float32, device=device),
                torch.tensor(n, device=device),
            )
            with checks.unchanged(estimates=estimates, counts=counts):
                bounds = checks.attempt(ucb_scores, estimates, counts, step, c)
            bounds = checks.tensor(
                "the bounds",
                bounds,
                shape=(runs, arms),
                dtype=torch.float32,
                thought="A bound for each arm, in float32?",
            )
            expected_bounds = [
                [
                    math.inf if m == 0 else v + c * (math.log(step) / m) ** 0.5
                    for v, m in zip(vs, ms, strict=True)
                ]
                for vs, ms in zip(q.tolist(), n.tolist(), strict=True)
            ]
            thought = (
                "Are untried arms infinite (never NaN) for every c and at step 1, and "
                "does each arm use its own count?"
            )
            checks.close(
                "the bounds",
                bounds,
                expected_bounds,
                rtol=1e-4,
                atol=1e-5,
                thought=thought,
            )


# %% [markdown]
# **What optimism looks like.** One run, watched at three moments. The bar above each estimate is its bonus. (This cell needs Exercises 3
# and
# 6.)


# %% alt="Three panels of estimates with upper bounds before steps 11, 100 and 1000: the bounds come to one height, and good arms have many selections." tags=["demo"]
class Ucb:
    """Chooses the largest upper confidence bound."""

    def __init__(self, n_runs: int, c: float, generator: torch.Generator) -> None:
        """Start with nothing known."""
        self.c, self.generator = c, generator
        self.estimates = torch.zeros((n_runs, N_ARMS), device=generator.device)
        self.counts = torch.zeros(
            (n_runs, N_ARMS), dtype=torch.int64, device=generator.device
        )

    def choose(self, step: int) -> torch.Tensor:
        """Choose with your bounds."""
        return random_argmax(
            ucb_scores(self.estimates, self.counts, step, self.c), self.generator
        )

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Learn with your function."""
        update_estimates(self.estimates, self.counts, actions, rewards)


def optimism_figure(
    moments: tuple[int, ...] = (11, 100, 1000),
) -> tuple[Figure, list[float]]:
    """Play one run with UCB, and draw estimates and bounds at some steps, beside the
    truth; return how far the bounds differ, too.
    """
    spreads: list[float] = []
    bandits = Testbed(
        first_bandit.expand(max(moments), 1, N_ARMS),
        make_testbed(1, max(moments), seed=5).noise,
    )
    figure, panels = plt.subplots(1, len(moments), figsize=(10.5, 3.6), sharey=True)
    truth = first_bandit.cpu().numpy()
    for axes, moment in zip(panels, moments, strict=True):
        agent = Ucb(1, 2.0, new_generator(3))
        play(
            agent,
            Testbed(bandits.true_values[: moment - 1], bandits.noise[: moment - 1]),
        )
        estimates = agent.estimates[0].cpu().numpy()
        bonus = (
            ucb_scores(agent.estimates, agent.counts, moment, 2.0)[0].cpu().numpy()
            - estimates
        )
        spreads.append(float(np.ptp(estimates + bonus)))
        axes.bar(
            range(N_ARMS),
            bonus,
            bottom=estimates,
            width=0.7,
            color=plots.PALETTE[4],
            alpha=0.6,
            label="bonus",
        )
        axes.plot(
            range(N_ARMS),
            estimates,
            "_",
            color=plots.PALETTE[0],
            markersize=14,
            markeredgewidth=2.5,
            linestyle="none",
            label="estimate",
        )
        axes.plot(
            range(N_ARMS),
            truth,
            "x",
            color=plots.PALETTE[1],
            linestyle="none",
            label="true value",
        )
        for arm, count in enumerate(agent.counts[0].tolist()):
            axes.annotate(
                str(count),
                (arm, estimates[arm] + bonus[arm]),
                ha="center",
                va="bottom",
                fontsize=8,
            )
        axes.set(xlabel="arm", title=f"before step {moment}", xticks=range(N_ARMS))
    panels[0].set_ylabel("value")
    panels[-1].legend(loc="upper right", fontsize=8)
    figure.suptitle(
        "Upper confidence bounds; the number above each bar counts the selections"
    )
    return figure, spreads


def show_optimism_face_uncertainty() -> None:
    """Show: 6. optimism in the face of uncertainty."""
    _, spreads = optimism_figure()
    plt.show()
    print(
        "highest minus lowest bound:",
        ", ".join(f"{_spread:.2f}" for _spread in spreads),
    )
    assert spreads[0] > 2 > 1 > spreads[1] > spreads[2]


with checks.demonstration():
    show_optimism_face_uncertainty()

# %% [markdown]
# What to see: after one try of each arm, all bonuses are equal and wide. Later the bars of the bad arms stay wide, since the agent does not
# care to know a bad arm precisely; it cares only that the *top* of the bar stays below the others. From the second picture on all tops are
# nearly level. That is the mark of UCB: whichever top sticks out is chosen, and comes down.

# %% [markdown]
# ## 7. Thompson's idea: act on a guess that you might believe
#
# UCB asks how good an arm *might* be. Thompson, in 1933, took the question literally: describe what you believe by a probability
# distribution, **draw** one guess for each arm from it, and take the arm with the best guess. An arm is then chosen with just the
# probability that, as far as you know, it is the best one.
#
# On our testbed beliefs can be computed exactly. Before any reward we know that $q_*(a) \sim \mathcal{N}(0, 1)$: this is the **prior**. For
# normal distributions precisions (one over the variance) add up. The prior contributes 1, and each reward, with its noise of variance 1,
# contributes 1 as well. After $N$ rewards with mean $Q$, the belief (the **posterior**) is therefore
#
# $$q_*(a) \sim \mathcal{N}\Bigl( \frac{N Q}{1 + N},\; \frac{1}{1 + N} \Bigr).$$
#
# The prior acts like one more reward, of size zero, that we saw before we began.
#
# ### Exercise 6: Thompson sampling
#
# *Medium, about 15 minutes.* Draw one guess for each arm of each run from its posterior. Every guess gets noise of its own.
#
# With $N = 3$ and $Q = 2$ the guesses scatter around $\tfrac{3 \cdot 2}{4} = 1.5$ with variance $\tfrac14$, so with standard deviation
# $\tfrac12$. For an untried arm they come from the prior.
#
# <details><summary>Hint</summary>
#
# A normal variable with mean $m$ and standard deviation $s$ is $m + s$ times a standard normal one, which `torch.randn` draws. Mind that
# the formula above gives the *variance*.
#
# </details>


# %% exercise="thompson_guesses" task=3
def thompson_guesses(
    estimates: torch.Tensor, counts: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Draw a plausible value for each arm: prior N(0, 1), noise of variance 1.

    Args:
        estimates: Mean reward of each arm so far (0 where it was never chosen), shape
            ``[n_runs, n_arms]``, float32; not changed.
        counts: How often each arm was chosen, shape ``[n_runs, n_arms]``, int64; not
            changed.
        generator: Where all randomness comes from; on the device of ``estimates``.

    Returns:
        Guesses, shape ``[n_runs, n_arms]``, float32.

    Source:
        Russo and others, A tutorial on Thompson sampling (2018).
    """
    # BEGIN SOLUTION
    mean = counts * estimates / (1 + counts)
    deviation = 1.0 / torch.sqrt(1.0 + counts)
    return mean + deviation * torch.randn(
        estimates.shape, generator=generator, device=estimates.device
    )
    # END SOLUTION


# %% test="thompson_guesses" points=1
def test_thompson_guesses() -> None:
    estimates = torch.tensor([2.0, 0.0], device=device).repeat(5000, 1)
    counts = torch.tensor([3, 0], device=device).repeat(5000, 1)
    guesses = checks.attempt(thompson_guesses, estimates, counts, new_generator(0))
    guesses = checks.tensor(
        "the guesses",
        guesses,
        shape=(5000, 2),
        thought="One guess for each arm of each run.",
    )
    checks.close(
        "their means",
        guesses.mean(dim=0),
        [1.5, 0.0],
        atol=0.08,
        thought="N Q / (1 + N): the prior pulls the mean towards zero.",
    )
    checks.close(
        "their variances",
        guesses.var(dim=0),
        [0.25, 1.0],
        atol=0.1,
        thought="The variance is 1 / (1 + N).",
    )


# %% hidden="thompson_guesses" points=2
def hidden_thompson_guesses() -> None:
    for trial, (q, n) in enumerate(
        (
            ([0.0, 5.0, -3.0, 1.0], [0, 1, 3, 99]),
            ([7.0], [24]),
            ([-2.0, -2.0, 4.0], [1, 2, 0]),
        )
    ):
        estimates, counts = (
            torch.tensor(q, device=device).repeat(5000, 1),
            torch.tensor(n, device=device).repeat(5000, 1),
        )
        if trial == 0:
            estimates[::2] += 1.0  # two kinds of runs
        given = estimates.clone()
        with checks.unchanged(estimates=estimates, counts=counts):
            guesses = checks.attempt(
                thompson_guesses, estimates, counts, new_generator(437 + trial)
            )
        thought = "Is it one guess for each arm of each run, in float32?"
        guesses = checks.tensor(
            "the guesses",
            guesses,
            shape=(5000, len(q)),
            dtype=torch.float32,
            thought=thought,
        )
        weight = torch.tensor([m / (1.0 + m) for m in n], dtype=torch.float64)
        # Written another way: every guess, brought back to a standard normal variable.
        standard = (guesses.cpu().double() - weight * given.cpu().double()) / (
            1 - weight
        ).sqrt()
        checks.close(
            "the means",
            standard.mean(dim=0),
            [0.0] * len(q),
            atol=0.07,
            thought="Is the mean N Q / (1 + N), for each arm and run?",
        )
        checks.close(
            "the variances",
            standard.var(dim=0),
            [1.0] * len(q),
            atol=0.1,
            thought="Is the variance 1 / (1 + N), and not its root?",
        )
        checks.close(
            "normal guesses",
            (standard.abs() < 1).double().mean(dim=0),
            [0.6827] * len(q),
            atol=0.035,
            thought="Are the guesses normal?",
        )
        if len(q) > 1:
            related = torch.corrcoef(standard.T)[0, 1:]
            checks.close(
                "unrelated arms",
                related,
                [0.0] * (len(q) - 1),
                atol=0.07,
                thought="Does each arm draw a guess of its own?",
            )
        again = checks.attempt(
            thompson_guesses, estimates, counts, new_generator(437 + trial)
        )
        checks.equal(
            "repeatable",
            torch.equal(again, guesses),
            True,
            thought="Does all randomness come from the generator?",
        )
    shared = new_generator(7)
    zeros = torch.zeros((2, 2), device=device)
    first, second = (
        checks.attempt(thompson_guesses, zeros, zeros.long(), shared) for _ in range(2)
    )
    checks.true(
        "draws go on",
        not torch.equal(first, second),
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# ## 8. Two more ideas, and the big race
#
# **Optimistic initial values.** Start all estimates at $+5$, far above anything that the testbed pays, with a fixed step size of 0.1, and
# be greedy. Whatever the agent tries disappoints it, so it tries something else, until the illusion has worn off. No randomness is needed
# beyond the ties, and the drive to explore is gone for good after a while.
#
# **Gradient bandit.** Forget values. Keep a *preference* $H(a)$ for each arm, and choose at random, by the softmax of the preferences:
#
# $$\pi(a) = \frac{e^{H(a)}}{\sum_b e^{H(b)}}, \qquad H(a) \leftarrow H(a) + \alpha\,(R - \bar R)\,\bigl(\mathbf{1}[a = A] - \pi(a)\bigr).$$
#
# $\bar R$ is the mean of all rewards so far, this one included, the **baseline**. (Whether it counts makes a small difference: with it,
# $R - \bar R$ is $1 - 1/t$ times what it would be without, so that the first few steps are more careful.) A reward above the baseline makes
# the chosen arm more likely and all others less so; below it, the reverse. This line is stochastic gradient *ascent* on the expected reward
# (Sutton and Barto, section 2.8). In Part 5.5, with a network in the place of $H$, it will be called REINFORCE.


# %% alt="Two panels over 1000 steps for five strategies: mean reward and share of optimal actions; Thompson sampling is ahead." tags=["demo"]
class Thompson(Ucb):
    """Chooses by guesses from the posterior."""

    def choose(self, step: int) -> torch.Tensor:
        """Choose with your guesses."""
        _ = step
        return random_argmax(
            thompson_guesses(self.estimates, self.counts, self.generator),
            self.generator,
        )


class GradientBandit:
    """Learns preferences in the place of values."""

    def __init__(
        self, n_runs: int, step_size: float, generator: torch.Generator
    ) -> None:
        """Start with equal preferences."""
        self.step_size, self.generator = step_size, generator
        self.preferences = torch.zeros((n_runs, N_ARMS), device=generator.device)
        self.policy = torch.softmax(self.preferences, dim=1)
        self.baseline = torch.zeros(n_runs, device=generator.device)
        self.n_rewards = 0

    def choose(self, step: int) -> torch.Tensor:
        """Draw an arm from the softmax of the preferences."""
        _ = step
        self.policy = torch.softmax(self.preferences, dim=1)
        return torch.multinomial(self.policy, 1, generator=self.generator).squeeze(1)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Move the preferences along the gradient of the expected reward."""
        self.n_rewards += 1
        self.baseline += (rewards - self.baseline) / self.n_rewards
        strength = self.step_size * (rewards - self.baseline)[:, None]  # [n_runs, 1]
        self.preferences -= strength * self.policy
        self.preferences.scatter_add_(1, actions[:, None], strength)


with checks.demonstration():
    challengers: dict[str, Strategy] = {
        "UCB, c = 2": Ucb(n_runs, 2.0, new_generator(1)),
        "Thompson": Thompson(n_runs, 0.0, new_generator(1)),
        "optimistic 5": EpsilonGreedy(
            n_runs, 0.0, new_generator(1), initial=5.0, step_size=0.1
        ),
        "gradient 0.1": GradientBandit(n_runs, 0.1, new_generator(1)),
    }
    everybody = records | {
        _name: play(_strategy, testbed) for _name, _strategy in challengers.items()
    }
    race = testbed_figure(
        {_name: everybody[_name] for _name in ("ε = 0.1", *challengers)}
    )
    plt.show()

# %% [markdown]
# All seven have played the same bandits. Who has won? The curves of rewards lie close together. It is the regret that tells
# the strategies apart, and you write it next.

# %% [markdown]
# ## 9. The bill: reward and regret
#
# ### Exercise 7: cumulative regret
#
# *Medium, about 15 minutes.* For each step and each run, return the regret **up to and including** this step: the sum of the gaps
# $\Delta(A_1) + \dots + \Delta(A_t)$, where $\Delta(a)$ is the largest true value of *this run* minus the true value of $a$.
#
# One run with `true_values = [[1.0, 3.0, 2.5]]` that chose arms 0, 1, 2: its gaps are 2, 0 and 0.5, so the regret is
# `[[2.0], [2.0], [2.5]]`.
#
# <details><summary>Hint</summary>
#
# First the gaps of all arms, `[n_runs, n_arms]`. Then pick those of the chosen arms: `gather` along the arms wants an index of shape
# `[n_runs, n_steps]`, and `actions` has it the other way round. Last, `cumsum` along the steps.
#
# </details>


# %% exercise="cumulative_regret" task=4
def cumulative_regret(actions: torch.Tensor, true_values: torch.Tensor) -> torch.Tensor:
    """Return what each run has lost so far, against always choosing its best arm.

    Args:
        actions: Chosen arms, shape ``[n_steps, n_runs]``, int64.
        true_values: Mean payout of each arm, shape ``[n_runs, n_arms]``, float32.

    Returns:
        Regret up to and including each step, shape ``[n_steps, n_runs]``, float32.
    """
    # BEGIN SOLUTION
    gaps = true_values.amax(dim=1, keepdim=True) - true_values  # [n_runs, n_arms]
    return gaps.gather(1, actions.T).T.cumsum(dim=0)
    # END SOLUTION


# %% test="cumulative_regret" points=1
def test_cumulative_regret() -> None:
    actions = torch.tensor([[0, 1], [1, 1], [2, 0]], device=device)
    regret = checks.attempt(
        cumulative_regret,
        actions,
        torch.tensor([[1.0, 3.0, 2.5], [0.0, -1.0, -4.0]], device=device),
    )
    regret = checks.tensor(
        "the regret",
        regret,
        shape=(3, 2),
        thought="One row for each step, one column for each run.",
    )
    thought = (
        "Gaps of run 0: 2, 0, 0.5; of run 1: 1, 1, 0. Do you add them up over time?"
    )
    checks.close(
        "the regret", regret, [[2.0, 1.0], [2.0, 2.0], [2.5, 2.0]], thought=thought
    )


# %% hidden="cumulative_regret" points=2
def hidden_cumulative_regret() -> None:
    rng = np.random.default_rng(438)
    for length, runs, arms in (
        (1, 1, 1),
        (6, 6, 6),
        (40, 3, 5),
        (3, 40, 2),
        (5, 1, 10),
    ):
        for shift in (0.0, -20.0, 20.0):
            plan, values = (
                rng.integers(arms, size=(length, runs)),
                rng.normal(size=(runs, arms)) + shift,
            )
            actions = torch.tensor(plan, device=device)
            true = torch.tensor(values, dtype=torch.float32, device=device)
            with checks.unchanged(actions=actions, true_values=true):
                regret = checks.attempt(cumulative_regret, actions, true)
            thought = "One row for each step and one column for each run, in float32?"
            regret = checks.tensor(
                "the regret",
                regret,
                shape=(length, runs),
                dtype=torch.float32,
                thought=thought,
            )
            expected_regret = np.zeros((length, runs))
            for run in range(runs):
                lost = 0.0
                for step in range(length):
                    lost += max(values[run].tolist()) - values[run, plan[step, run]]
                    expected_regret[step, run] = lost
            thought = (
                "Is it the best arm of the same run, the gap of the arm that was "
                "chosen, "
                "and the sum over the steps so far?"
            )
            checks.close(
                "the regret",
                regret,
                expected_regret,
                rtol=1e-3,
                atol=1e-3,
                thought=thought,
            )


# %% [markdown]
# ### Exercise 8: reward and regret, drawn
#
# *Medium, about 20 minutes.* Compare strategies in one figure with two axes: on the left the **cumulative reward**, on the right the
# **cumulative regret**, each as the mean over the runs, against the step (counted from 1). One line for each strategy in each of the axes,
# labelled with its name, a legend in at least one of them, and labels on all axes.
#
# You get two dictionaries with the same names in the same order: plain rewards (not yet summed up) and cumulative regrets, all of shape
# `[n_steps, n_runs]`.
#
# With `rewards = {"A": [[1.0, 3.0], [0.0, 2.0]]}` (two steps, two runs) the line on the left goes through $(1, 2)$ and $(2, 3)$: the mean
# reward is 2 at the first step and 1 at the second.
#
# <details><summary>Hint</summary>
#
# `rewards[name].mean(dim=1)` is the mean over the runs at each step; `cumsum` sums over the steps. `.cpu()` before drawing.
#
# </details>


# %% exercise="cumulative_figure" task=4
def cumulative_figure(
    rewards: Mapping[str, torch.Tensor], regrets: Mapping[str, torch.Tensor]
) -> Figure:
    """Draw cumulative reward and cumulative regret of several strategies.

    Args:
        rewards: Reward of each step by the strategy's name, shape ``[n_steps, n_runs]``
            each.
        regrets: Cumulative regret by the strategy's name, shape ``[n_steps, n_runs]``
            each.

    Returns:
        A figure with two axes: reward on the left, regret on the right.
    """
    # BEGIN SOLUTION
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2))
    for name in rewards:
        steps = np.arange(1, len(rewards[name]) + 1)
        left.plot(
            steps, rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy(), label=name
        )
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), label=name)
    left.set(xlabel="step", ylabel="cumulative reward (mean over runs)")
    right.set(xlabel="step", ylabel="cumulative regret (mean over runs)")
    right.legend()
    return figure
    # END SOLUTION


# %% test="cumulative_figure" points=1
def test_cumulative_figure() -> None:
    rewards = {
        "A": torch.tensor([[1.0, 3.0], [0.0, 2.0]], device=device),
        "B": torch.tensor([[0.0, 0.0], [5.0, 7.0]], device=device),
    }
    _regrets = {
        "A": torch.tensor([[0.0, 1.0], [2.0, 1.0]], device=device),
        "B": torch.tensor([[1.0, 1.0], [1.0, 4.0]], device=device),
    }
    panels = checks.panels_of(
        checks.figure(
            checks.attempt(cumulative_figure, rewards, _regrets),
            n_axes=2,
            thought="Two axes, side by side.",
        )
    )
    for panel, name, expected_y in (
        (0, "A", [2, 3]),
        (0, "B", [0, 6]),
        (1, "A", [0.5, 1.5]),
        (1, "B", [1, 2.5]),
    ):
        x, y = named_line(panels[panel], name)
        where = f"the line labelled {name} in the {('left', 'right')[panel]} axes"
        checks.close(
            f"{where}, x",
            x,
            [1, 2],
            thought="Is there one line for each strategy, labelled, over steps from 1?",
        )
        checks.close(
            f"{where}, y",
            y,
            expected_y,
            thought=(
                "Left: sum over steps of the mean over runs. Right: mean over runs "
                "alone."
            ),
        )
    checks.true(
        "there is a legend",
        any(panel.get_legend() for panel in panels),
        thought="Which line is which strategy?",
    )
    plt.close("all")


# %% hidden="cumulative_figure" points=2
def hidden_cumulative_figure() -> None:
    for length, runs, names in (
        (7, 7, ["x"]),
        (30, 4, ["UCB", "ε = 0.1", "Thompson"]),
        (1, 9, ["p", "q"]),
        (12, 1, [f"s{i}" for i in range(8)]),
    ):
        draw = torch.Generator().manual_seed(length)
        rewards = {name: torch.randn((length, runs), generator=draw) for name in names}
        _regrets = {
            name: torch.rand((length, runs), generator=draw).cumsum(dim=0)
            for name in names
        }
        on_device = [
            {name: value.to(device) for name, value in table.items()}
            for table in (rewards, _regrets)
        ]
        with checks.unchanged(rewards=on_device[0], regrets=on_device[1]):
            figure = checks.attempt(cumulative_figure, *on_device)
        panels = checks.panels_of(
            checks.figure(figure, n_axes=2, thought="Is it one figure with two axes?")
        )
        checks.true(
            "a legend",
            any(panel.get_legend() for panel in panels),
            thought="Does a legend say which line is which?",
        )
        for name in names:
            reward_rows, regret_rows = rewards[name].tolist(), _regrets[name].tolist()
            expected_left = [
                sum(sum(row) for row in reward_rows[: end + 1]) / runs
                for end in range(length)
            ]
            expected_right = [sum(row) / runs for row in regret_rows]
            for panel, expected_y in zip(
                panels, (expected_left, expected_right), strict=True
            ):
                x, y = named_line(panel, name)
                checks.close(
                    "steps",
                    x,
                    list(range(1, length + 1)),
                    thought=(
                        "A labelled line for each strategy in both axes, steps from 1?"
                    ),
                )
                thought = (
                    "Rewards: mean over runs, summed over steps. Regrets: mean "
                    "over runs; "
                    "they are summed already. Every strategy?"
                )
                checks.close(
                    "the line", y, expected_y, rtol=1e-3, atol=1e-3, thought=thought
                )


# %% [markdown]
# Now the bill for all seven, and with it the check of everything that was built so far. The numbers in the columns "reference" come from an
# independent program with 4000 runs. Ours must agree with them within three standard errors, those of both programs combined. (This cell
# needs all the exercises so far.)

# %% alt="Two panels over 1000 steps for seven strategies: cumulative reward and cumulative regret; the greedy regret is a straight line, that of Thompson sampling nearly flat." tags=["demo"]
with checks.demonstration():
    # regret after 1000 steps, and share of optimal actions over the last 100 steps in
    # percent: means of 4000 other runs
    REFERENCE = {
        "ε = 0": (514.0, 36.5),
        "ε = 0.01": (341.0, 60.8),
        "ε = 0.1": (237.0, 79.4),
        "UCB, c = 2": (148.8, 86.0),
        "Thompson": (69.0, 91.9),
        "optimistic 5": (242.0, 86.7),
        "gradient 0.1": (186.0, 85.2),
    }
    regrets = {
        name_reward: cumulative_regret(_record.actions, testbed.true_values[0])
        for name_reward, _record in everybody.items()
    }
    final_regrets = {
        name_reward: _regret[-1].cpu().double()
        for name_reward, _regret in regrets.items()
    }
    optimal_shares = {
        name_reward: 100
        * (_record.actions[-100:] == best_arms).cpu().double().mean(dim=0)
        for name_reward, _record in everybody.items()
    }  # [n_runs] each

    bill = cumulative_figure(
        {name_reward: _record.rewards for name_reward, _record in everybody.items()},
        regrets,
    )
    plt.show()
    print(
        f"{'':13} {'regret':>8} {'± 3 s.e.':>8} {'reference':>10} {'optimal':>9} "
        f"{'± 3 s.e.':>8} "
        f"{'reference':>10}"
    )
    for name_reward, expected in REFERENCE.items():
        line = f"{name_reward:13}"
        for runs, level in zip(
            (final_regrets[name_reward], optimal_shares[name_reward]),
            expected,
            strict=True,
        ):
            margin = 3 * float(runs.std()) * math.sqrt(1 / len(runs) + 1 / 4000)
            line += (
                f" {runs.mean():8.1f} {3 * runs.std() / math.sqrt(len(runs)):8.1f} "
                f"{level:10.1f}"
            )
            assert abs(float(runs.mean()) - level) < margin, (
                f"{name_reward}: {runs.mean():.1f} is not within {margin:.1f} of "
                f"{level}"
            )
        print(line)

# %% [markdown]
# What to see: on the left everybody climbs, and the differences drown in what all have in common. On the right is the same race with that
# subtracted. Epsilon-greedy ends on a nearly straight line and would follow it for ever. UCB and Thompson bend: the longer they live, the
# less they pay. Thompson is best here, and that is not quite fair: its prior is exactly the distribution that the true values were drawn
# from. It was told more than the others.
#
# Note the optimist, too: at the end it chooses the best arm more often than $\varepsilon = 0.1$ does, and still its regret is no better,
# since it paid for its education in the first two hundred steps. *Share of optimal actions* and *regret* are two questions.


# %% tags=["demo"]
def show_reward_regret_drawn() -> None:
    """Show: reward and regret, drawn."""
    order = sorted(final_regrets, key=lambda name: float(final_regrets[name].mean()))
    print(
        "from least to most regret:",
        ", ".join(f"{_name} ({final_regrets[_name].mean():.0f})" for _name in order),
    )
    assert order[:3] == ["Thompson", "UCB, c = 2", "gradient 0.1"]
    assert order[-2:] == ["ε = 0.01", "ε = 0"]
    assert optimal_shares["optimistic 5"].mean() > optimal_shares["ε = 0.1"].mean() + 3
    assert (
        abs(final_regrets["optimistic 5"].mean() - final_regrets["ε = 0.1"].mean()) < 25
    )
    early_part = float(
        regrets["optimistic 5"][199].mean() / final_regrets["optimistic 5"].mean()
    )
    print(
        f"the optimist runs up {100 * early_part:.0f} % of its regret in the first "
        f"200 steps"
    )
    assert early_part > 0.6
    for _name, bends in (("UCB, c = 2", True), ("Thompson", True), ("ε = 0.1", False)):
        mean = regrets[_name].mean(dim=1)
        pace = float((mean[-1] - mean[-201]) / (mean[399] - mean[199]))
        print(
            f"{_name:10}: regret of steps 801 to 1000, as a multiple of that of steps "
            f"201 to 400: {pace:.2f}"
        )
        assert (pace < 0.55) == bends


with checks.demonstration():
    show_reward_regret_drawn()

# %% [markdown]
# **What one and the same problem is worth.** Suppose that you want to know how far two strategies differ in regret. If both play the same
# bandits, you can subtract run by run; what made a run hard for both cancels. If each plays bandits of its own, it does not cancel.


# %% tags=["demo"]
def show_reward_regret_drawn_2() -> None:
    """Show: reward and regret, drawn."""
    for one, other in (
        ("UCB, c = 2", "optimistic 5"),
        ("Thompson", "UCB, c = 2"),
        ("ε = 0.01", "ε = 0"),
    ):
        difference = final_regrets[other] - final_regrets[one]
        same = float(difference.std()) / math.sqrt(n_runs)
        own = math.sqrt(
            float(final_regrets[one].var() + final_regrets[other].var()) / n_runs
        )
        print(
            f"{other:12} minus {one:10}: {difference.mean():6.1f}; standard error "
            f"on the same bandits {same:.2f}, on bandits of their own "
            f"{own:.2f}; it takes {(own / same) ** 2:.1f} times as many runs to "
            f"make up for that"
        )
        assert same < own


with checks.demonstration():
    show_reward_regret_drawn_2()

# %% [markdown]
# What to see: the more alike two strategies behave, the more their luck has in common, and the more of it cancels. For the greedy agent and
# the nearly greedy one that saves most of the runs; for UCB and the optimist, who live very different lives, hardly any. It never costs
# anything, so do it always.
#
# ### The price of exploring for ever
#
# Let an epsilon-greedy agent live so long that its estimates have become exact: it knows the best arm, and still explores. What then
# happens at each step can be computed without any simulation. It explores with probability $\varepsilon$ and then draws from all arms, so
# it chooses an optimal arm with probability $1 - \varepsilon + \varepsilon m / k$, where $m$ of the $k$ arms are optimal, and a step costs
# $\varepsilon$ times the mean gap of all arms. With true values 2 and 1 and $\varepsilon = 0.4$ that is $0.8$, and a regret of $0.2$ a step.


# %%
def long_run(true_values: torch.Tensor, epsilon: float) -> tuple[float, float]:
    """Return what epsilon-greedy comes to once the values are known.

    Args:
        true_values: Mean payout of each arm, shape ``[n_arms]``.
        epsilon: Probability of a random choice from all arms, in ``[0, 1]``.

    Returns:
        The probability of an optimal arm, and the expected regret of a step.
    """
    gaps = true_values.max() - true_values
    optimal = float((gaps == 0).float().mean())
    return 1.0 - epsilon + epsilon * optimal, epsilon * float(gaps.mean())


# %% [markdown]
# **Predict, then run.** On the testbed after 1000 steps, $\varepsilon = 0.1$ has less regret than $\varepsilon = 0.01$. Which of the three (0,
# 0.01, 0.1) has the least regret after 100 000 steps? And how often, at best, does an agent with $\varepsilon = 0.1$ choose the best of ten
# arms, however long it lives? (Its share is at most $0.9 + 0.1 / 10 = 0.91$.) Write your guess down before you read on.

# %% [markdown]
# And what happens? The next cell lets both agents live for 10 000 steps, and compares the pace of their regret at the end with
# `long_run`.


# %% alt="Cumulative regret over 10,000 steps: the line of epsilon 0.1 crosses that of epsilon 0.01 near step 4,000." tags=["demo"]
def long_figure() -> Figure:
    """Draw the regret of both agents over their long lives."""
    figure, axes = plt.subplots(figsize=(6.8, 3.6))
    points = np.arange(0, LONG_STEPS, 100)
    for epsilon, regret in long_regrets.items():
        plots.curve_with_interval(
            axes,
            points + 1,
            regret[points].numpy().T,
            label=f"ε = {epsilon:g} (mean, 95 % interval)",
        )
    axes.set(xlabel="step", ylabel="cumulative regret")
    axes.legend()
    return figure


with checks.demonstration():
    LONG_STEPS, LONG_RUNS = 10_000, 200
    long_testbed = make_testbed(LONG_RUNS, LONG_STEPS, seed=7)
    long_regrets = {
        epsilon: cumulative_regret(
            play(
                EpsilonGreedy(LONG_RUNS, epsilon, new_generator(4)), long_testbed
            ).actions,
            long_testbed.true_values[0],
        ).cpu()
        for epsilon in (0.01, 0.1)
    }

    long = long_figure()
    plt.show()
    for epsilon, regret in long_regrets.items():
        pace = float((regret[-1] - regret[-2001]).mean()) / 2000
        limit = float(
            np.mean(
                [
                    long_run(_values, epsilon)[1]
                    for _values in long_testbed.true_values[0]
                ]
            )
        )
        print(
            f"ε = {epsilon:4}: regret after {LONG_STEPS} steps "
            f"{regret[-1].mean():.0f}; a step now costs {pace:.3f}, "
            f"in the long run {limit:.4f}"
        )
        assert limit - 0.01 < pace < limit + 0.05
    crossing = (
        int(
            (long_regrets[0.01].mean(dim=1) > long_regrets[0.1].mean(dim=1))
            .nonzero()
            .max()
        )
        + 1
    )
    print(f"from step {crossing} on, ε = 0.01 has the smaller regret")
    assert 1000 < crossing < 6000

# %% [markdown]
# ### Exercise 9: explain it
#
# *Written answer, about 15 minutes.* In about eight sentences:
#
# 1. Why does the regret of epsilon-greedy with a fixed $\varepsilon > 0$ grow along a straight line for ever, and why is $\varepsilon = 0$
#    no way out?
# 2. What makes UCB try a bad arm ever more rarely, without anybody turning a knob?
# 3. A friend compares two strategies: each plays one run, on a bandit of its own, and the one with the higher sum of rewards wins. Name two
#    things that are wrong with this comparison, and what you would do.

# %% [markdown] answer="explain_regret" task=4 points=4
# ### BEGIN SOLUTION
# **A model answer.** With a fixed $\varepsilon$ every step has the same chance of a random choice, however much is known; each such choice
# costs the mean gap, so that every step costs at least $\varepsilon$ times the mean gap, and constant costs add up to a straight line.
# With $\varepsilon = 0$ nothing is wasted on purpose, but an agent that was unlucky with its first tries never looks at the best arm again:
# in most runs it is stuck, pays the gap of its favourite at every step, and its regret grows along a straight line as well, on average a
# steeper one. UCB adds a bonus $c \sqrt{\ln t / N}$. A bad arm is tried only when its estimate plus bonus reaches the top; each try makes
# $N$ larger and the bonus smaller, and the logarithm grows so slowly that it takes longer and longer until it reaches the top again. The
# friend's result mixes up the strategies with the luck of the bandits (one may have drawn better arms) and with the luck of a single run
# (noise, early choices). I would let both play the same bandits, with the same noise, in many runs, compare the mean regret, and show how
# sure we are of it, by an interval of the paired differences.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Fixed $\varepsilon$: a constant cost at each step, $\varepsilon$ times the mean gap, even when everything is known.
# - $\varepsilon = 0$: gets stuck on a wrong arm, since it never tries the others again; linear as well.
# - UCB: the bonus shrinks with the arm's own count, and grows only like the logarithm of time in between.
# - Two of: another bandit for each, a single run, rewards (luck) in the place of regret, no measure of spread; with a sound remedy.
# ### END SOLUTION

# %% [markdown]
# ### Each at its best
#
# Was the race fair? Each strategy has a knob, and we set the knobs by hearsay. So turn them all, over a wide range, and draw the mean
# reward over the first 1000 steps. (This is Sutton and Barto's Figure 2.6.)


# %% alt="Mean reward against the setting of each strategy, logarithmic: each has a maximum inside, UCB and optimism the highest." tags=["demo"]
def knobs() -> dict[str, dict[float, float]]:
    """Return the mean reward of 1000 steps, by strategy and setting of its knob, over
    300 runs.
    """
    runs, few = 300, Testbed(testbed.true_values[:, :300], testbed.noise[:, :300])
    makers: dict[str, Callable[[float], Strategy]] = {
        "ε-greedy (knob: ε)": lambda knob: EpsilonGreedy(runs, knob, new_generator(6)),
        "gradient (step size)": lambda knob: GradientBandit(
            runs, knob, new_generator(6)
        ),
        "UCB (c)": lambda knob: Ucb(runs, knob, new_generator(6)),
        "optimistic, α = 0.1 (initial value)": lambda knob: EpsilonGreedy(
            runs, 0.0, new_generator(6), initial=knob, step_size=0.1
        ),
    }
    ranges = {"ε": (-7, -2), "g": (-5, 1), "U": (-4, 2), "o": (-2, 2)}  # powers of two
    return {
        name: {
            2.0**power: float(play(maker(2.0**power), few).rewards.mean())
            for power in range(ranges[name[0]][0], ranges[name[0]][1] + 1)
        }
        for name, maker in makers.items()
    }


with checks.demonstration():
    study = knobs()
    study_figure, study_axes = plt.subplots(figsize=(9, 3.8))
    for name_each, points in study.items():
        study_axes.plot(
            list(points), list(points.values()), marker="o", label=name_each
        )
    study_axes.axhline(
        float(everybody["Thompson"].rewards[:, :300].mean()),
        color="grey",
        linewidth=1,
        label="Thompson (no knob)",
    )
    study_axes.set_xscale("log", base=2)
    study_axes.set(xlabel="setting of the knob", ylabel="mean reward of 1000 steps")
    study_axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    plt.show()
    for name_each, points in study.items():
        best_each = max(points, key=lambda knob: points[knob])
        print(f"{name_each:36} best at {best_each:g}: {points[best_each]:.3f}")
    assert (
        max(study["UCB (c)"].values())
        > max(study["ε-greedy (knob: ε)"].values()) + 0.03
    )

# %% [markdown]
# What to see: each curve is a hill. Too little exploring and too much are both bad, and no strategy is good with *any* setting. The hills
# of UCB and the optimist are higher than that of epsilon-greedy even where all are tuned. Report a comparison like this one, and not a
# single setting, when you want to be believed.

# %% [markdown]
# ## 10. Project: an agent for a changing world
#
# New term, new cooks: what you learned about lunch is worth nothing. Real bandits change, with tastes, prices, networks and opponents. In
# the **changing testbed** all true values are drawn anew at certain steps, and nobody announces it.


# %%
def make_changing_testbed(
    n_runs: int, n_steps: int, changes: tuple[int, ...], seed: int, n_arms: int = N_ARMS
) -> Testbed:
    """Draw a testbed whose true values are all drawn anew before each step in
    ``changes`` (counted from 1).
    """
    generator = torch.Generator().manual_seed(seed)
    eras = torch.randn(
        (len(changes) + 1, n_runs, n_arms), generator=generator
    )  # [n_eras, n_runs, n_arms]
    era_of_step = torch.tensor(
        [sum(step >= change for change in changes) for step in range(1, n_steps + 1)]
    )
    noise = torch.randn((n_steps, n_runs), generator=generator)
    return Testbed(eras.to(device)[era_of_step.to(device)], noise.to(device))


def regret_per_step(record: Record, testbed: Testbed) -> torch.Tensor:
    """Return the gap of each choice against the best arm of its step, shape ``[n_steps,
    n_runs]``.
    """
    chosen = testbed.true_values.gather(2, record.actions[:, :, None]).squeeze(2)
    return testbed.true_values.amax(dim=2) - chosen


# %% [markdown]
# How do the agents from above fare, when the world changes at four of a thousand steps? And somebody who draws arms blindly, with
# $\varepsilon = 1$? (This cell needs Exercises 3, 4 and 7.)

# %% alt="Regret per step over 1000 steps with four changes of the world: sample averages and Thompson sampling fall ever more slowly after each change." tags=["demo"]
with checks.demonstration():
    CHANGES = (201, 401, 601, 801)
    changing = make_changing_testbed(1000, N_STEPS, CHANGES, seed=99)
    changing_records = {
        "ε = 0.1, sample averages": play(
            EpsilonGreedy(1000, 0.1, new_generator(8)), changing
        ),
        "Thompson": play(Thompson(1000, 0.0, new_generator(8)), changing),
        "blind draws": play(EpsilonGreedy(1000, 1.0, new_generator(8)), changing),
    }
    changing_figure, changing_axes = plt.subplots(figsize=(7.5, 3.6))
    late_regrets: dict[str, float] = {}
    for name_project, record in changing_records.items():
        cost_project = regret_per_step(record, changing)  # [n_steps, n_runs]
        late_regrets[name_project] = float(cost_project[400:].mean())
        changing_axes.plot(
            np.arange(1, N_STEPS + 1),
            plots.moving_average(cost_project.mean(dim=1).cpu().numpy(), 10),
            label=name_project,
        )
        print(
            f"{name_project:24}: regret per step over the last 600 steps "
            f"{late_regrets[name_project]:.2f}"
        )
    changing_axes.set(xlabel="step", ylabel="regret per step (mean)", ylim=(0, 1.8))
    changing_axes.legend(loc="lower right")
    plt.show()
    for name_project in ("ε = 0.1, sample averages", "Thompson"):
        cost_project = (
            regret_per_step(changing_records[name_project], changing).mean(dim=1).cpu()
        )
        before_change = [
            float(cost_project[_end - 50 : _end].mean())
            for _end in (200, 400, 600, 800, 1000)
        ]
        print(
            f"{name_project:24}: in the last 50 steps of each stretch",
            ", ".join(f"{_value:.2f}" for _value in before_change),
        )
        assert before_change == sorted(before_change)
    assert (
        0.55 * late_regrets["blind draws"]
        < late_regrets["Thompson"]
        < late_regrets["ε = 0.1, sample averages"]
        < late_regrets["blind draws"]
    )

# %% [markdown]
# What to see: in the first 200 steps all is well. Each change throws the agents back, and each time they recover more slowly. After
# hundreds of rewards $1/N$ is so small that a new one hardly counts; and Thompson's agent, which had been the best of all, is as sure of
# itself as a belief can be that rests on a wrong assumption.
#
# ### Exercise 10: stay awake
#
# *Project, about 30 minutes.* Write a bandit agent that keeps up with a world that changes at unknown times. It plays all runs at once, and
# has the two methods of every strategy here: `choose(step)` returns the arm of each run, `learn(actions, rewards)` hears what they paid.
# How it explores and how it forgets is up to you: epsilon-greedy with a fixed step size is enough, and there is better. You may use your
# own functions of Exercises 3, 4, 6 and 7, and `random_argmax`.
#
# **What it must reach**: in a changing testbed of ten arms, where the values change at four unknown steps in 1000, a mean regret per step
# of **at most 0.7** over the last 600 steps; with five arms, where there is less to search, at most 0.5. Compare that with the numbers
# above.
#
# A hint on the bookkeeping: `generator.device` tells where your tensors should live. The agent is told neither the true values nor the
# steps of change, and each run must find out for itself: the runs are different bandits.
#
# <details><summary>Hint</summary>
#
# How fast should it forget? With step size $\alpha$ the estimate is made of roughly the last $1/\alpha$ rewards of that arm. An arm that
# looks bad is only visited when exploring, in a tenth of a tenth of all steps: it can not afford a small $\alpha$.
#
# </details>


# %% exercise="TirelessAgent" task=5
class TirelessAgent:
    """A bandit agent that never stops to learn."""

    def __init__(self, n_runs: int, n_arms: int, generator: torch.Generator) -> None:
        """Start with nothing known.

        Args:
            n_runs: Number of bandits that are played side by side.
            n_arms: Number of arms of each.
            generator: Where all randomness comes from; its device is where actions and
                rewards live.
        """
        # BEGIN SOLUTION
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)
        self.counts = torch.zeros(
            (n_runs, n_arms), dtype=torch.int64, device=generator.device
        )
        # END SOLUTION

    def choose(self, step: int) -> torch.Tensor:
        """Return the arm of each run, shape ``[n_runs]``, int64; ``step`` counts from
        1.
        """
        # BEGIN SOLUTION
        _ = step
        return epsilon_greedy(self.estimates, 0.1, self.generator)
        # END SOLUTION

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Hear of the rewards of the arms just chosen, both of shape ``[n_runs]``."""
        # BEGIN SOLUTION
        update_estimates(self.estimates, self.counts, actions, rewards, step_size=0.3)
        # END SOLUTION


# %% test="TirelessAgent" points=2
def test_TirelessAgent() -> None:
    _changing = make_changing_testbed(100, 1000, (201, 401, 601, 801), seed=0)
    record = checks.attempt(
        play, checks.attempt(TirelessAgent, 100, N_ARMS, new_generator(0)), _changing
    )
    late = float(regret_per_step(record, _changing)[400:].mean())
    checks.true(
        (
            f"a mean regret per step of at most 0.7 over the last 600 steps (yours: "
            f"{late:.2f})"
        ),
        late <= 0.7,
        thought="Does it forget?",
    )


# %% hidden="TirelessAgent" points=3
def hidden_TirelessAgent() -> None:
    thought = (
        "Does it keep up when the world changes at steps that it does not know, with "
        "other bandits and other numbers of arms?"
    )
    for runs, arms, changes, limit, seed in (
        (100, 10, (290, 490, 690, 890), 0.7, 1),
        (60, 5, (300, 450, 690), 0.5, 2),
    ):
        _changing = make_changing_testbed(runs, 1000, changes, seed=seed, n_arms=arms)
        record = checks.attempt(
            play,
            checks.attempt(TirelessAgent, runs, arms, new_generator(seed)),
            _changing,
        )
        late = float(regret_per_step(record, _changing)[400:].mean())
        checks.true("regret", late <= limit, thought=thought)


# %% [markdown]
# ### Exercise 11: the learning curve, with its spread
#
# *Medium, about 25 minutes.* Show how an agent learns: not one run, not the mean alone, but **where the runs lie**. Return a figure with
# one axes:
#
# - smooth each run by itself: at each step the mean of the last `window` rewards (at the start, of as many as there are);
# - a **line**: at each step, the mean over the runs of the smoothed rewards, labelled with `name`;
# - a **band** (`fill_between`) around it, from the 10 % quantile over the runs to the 90 % quantile: four of five runs lie in it;
# - steps counted from 1, labels on both axes, and a legend.
#
# Two steps of three runs, `rewards = [[0, 2, 7], [4, 2, 9]]`, and a window of 2. The smoothed runs are 0, 2 and 2, 2 and 7, 8. So the line
# goes through $(1, 3)$ and $(2, 4)$. At step 1 the band reaches from 0.4 to 6.
#
# <details><summary>Hint</summary>
#
# `plots.moving_average(values, window)` smooths one run. `np.quantile(table, 0.1, axis=...)` takes a quantile over one of the axes. Smooth
# first, then take the quantiles; the other way round gives another picture, of single rewards with all their noise.
#
# </details>


# %% exercise="learning_curve" task=5
def learning_curve(rewards: torch.Tensor, window: int, name: str) -> Figure:
    """Draw the mean learning curve over many runs, and the band in which four of five
    runs lie.

    Args:
        rewards: Shape ``[n_steps, n_runs]``, on any device.
        window: Number of rewards in a moving average, at least 1.
        name: The agent's name, for the legend.

    Returns:
        A figure with one axes.
    """
    # BEGIN SOLUTION
    table = rewards.cpu().double().numpy()  # [n_steps, n_runs]
    smooth = np.stack(
        [plots.moving_average(run, window) for run in table.T]
    )  # [n_runs, n_steps]
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots(figsize=(7.5, 3.6))
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(
        steps, low, high, alpha=0.25, linewidth=0, label="four of five runs"
    )
    axes.set(xlabel="step", ylabel=f"reward (mean of {window} steps)")
    axes.legend(loc="lower right")
    return figure
    # END SOLUTION


# %% test="learning_curve" points=2
def test_learning_curve() -> None:
    figure = checks.attempt(
        learning_curve,
        torch.tensor([[0.0, 2.0, 7.0], [4.0, 2.0, 9.0]], device=device),
        2,
        "my agent",
    )
    axes = checks.panels_of(
        checks.figure(figure, n_axes=1, thought="Return the figure, with one axes.")
    )[0]
    x, y = named_line(axes, "my agent")
    checks.close(
        "x of the line labelled with the agent's name",
        x,
        [1, 2],
        thought="Steps count from 1.",
    )
    checks.close(
        "y of the line",
        y,
        [3, 4],
        thought="Smooth each run, then take the mean over the runs.",
    )
    thought = (
        "The band reaches from the 10 % to the 90 % quantile of the smoothed runs."
    )
    checks.close(
        "the band as (step, low, high)",
        band_extents(axes),
        [(1, 0.4, 6), (2, 2, 6.8)],
        rtol=1e-4,
        thought=thought,
    )
    checks.true(
        "there is a legend",
        axes.get_legend() is not None,
        thought="What does the line show, and what the band?",
    )
    plt.close("all")


# %% hidden="learning_curve" points=3
def hidden_learning_curve() -> None:
    for length, runs, window, seed in (
        (30, 12, 7, 1),
        (8, 8, 1, 2),
        (5, 40, 20, 3),
        (1, 6, 3, 4),
        (25, 3, 25, 5),
    ):
        table = torch.randn(
            (length, runs), generator=torch.Generator().manual_seed(seed)
        ) * 3 + 50 * (seed == 1)
        given = table.to(device)
        with checks.unchanged(rewards=given):
            figure = checks.attempt(learning_curve, given, window, f"agent {seed}")
        axes = checks.panels_of(
            checks.figure(figure, n_axes=1, thought="Is it one figure with one axes?")
        )[0]
        smooth = [
            [
                sum(col[max(0, t + 1 - window) : t + 1]) / min(t + 1, window)
                for t in range(length)
            ]
            for col in table.T.tolist()
        ]
        expected_band = list[tuple[float, float, float]]()
        for t in range(length):
            values = sorted(run[t] for run in smooth)
            ends = list[float]()
            for quantile in (0.1, 0.9):
                place = quantile * (runs - 1)
                below = int(place)
                ends.append(
                    values[below]
                    + (place - below)
                    * (values[min(below + 1, runs - 1)] - values[below])
                )
            expected_band.append((t + 1.0, ends[0], ends[1]))
        x, y = named_line(axes, f"agent {seed}")
        checks.close(
            "steps",
            x,
            list(range(1, length + 1)),
            thought="Is the line labelled with the name, and do steps count from 1?",
        )
        expected_y = [sum(run[t] for run in smooth) / runs for t in range(length)]
        thought = (
            "Is each run smoothed over the last `window` steps (fewer at the "
            "start), and "
            "then the mean taken over runs?"
        )
        checks.close("the line", y, expected_y, rtol=1e-4, atol=1e-4, thought=thought)
        thought = (
            "Is the band between the 10 % and 90 % quantiles over the runs (no "
            "standard "
            "error), of the smoothed rewards?"
        )
        checks.close(
            "the band",
            band_extents(axes),
            expected_band,
            rtol=1e-3,
            atol=2e-3,
            thought=thought,
        )
        checks.true(
            "a legend", axes.get_legend() is not None, thought="Is there a legend?"
        )


# %% [markdown]
# Your agent and your picture at work, beside epsilon-greedy with sample averages. (This cell needs Exercises 3, 4, 7, 13 and 14.)

# %% alt="Two learning curves with the band of four of five runs: after each change the agent of the exercise recovers quickly, sample averages do not." tags=["demo"]
with checks.demonstration():
    tireless_record = play(TirelessAgent(1000, N_ARMS, new_generator(8)), changing)
    tireless_regret = (
        regret_per_step(tireless_record, changing)[400:].mean(dim=0).cpu()
    )  # [n_runs]
    for name_learning, record_learning in (
        ("your agent", tireless_record),
        ("ε = 0.1, sample averages", changing_records["ε = 0.1, sample averages"]),
    ):
        curve = learning_curve(record_learning.rewards, 20, name_learning)
        for change in CHANGES:
            curve.axes[0].axvline(change, color="black", linestyle=":", linewidth=1)
        curve.axes[0].set_ylim(-2.2, 3.2)
        plt.show()
    error = tireless_regret.std() / math.sqrt(1000)
    print(
        f"your agent: regret per step over the last 600 steps "
        f"{tireless_regret.mean():.2f} ± {2 * error:.2f} (2 s.e.)"
    )
    assert tireless_regret.mean() < 0.7 < 0.9 < late_regrets["ε = 0.1, sample averages"]

# %% [markdown]
# What to see: at each dotted line the world changes, and what both agents know is suddenly worth nothing. (That the dips of your agent do
# not reach zero is the smoothing: after twenty steps it is on its way up already.) The one that forgets climbs back each time. The one that
# averages over its whole life climbs ever more slowly, as it grows older and its mind is harder to change.
#
# And look at the width of the bands. The *mean* of a thousand runs is known very precisely, and still a single life can be far from it.
# Which of the two you should draw depends on the question: "is A better than B?" asks for the interval of the mean, "what may happen to
# me?" for the spread.

# %% [markdown]
# ## Summary and outlook
#
# - A **bandit** is RL with one state. **Regret** adds up the gaps between the best arm and what was chosen.
# - All values are learned by one line, new = old + step size times (target minus old). With $1/N$ it is the mean; with a fixed step size it
#   forgets, which is a virtue where the world changes.
# - On the 10-armed testbed, over thousands of runs, the regret after 1000 steps was about 500 for the greedy agent, 340 and 235 for
#   epsilon-greedy with $\varepsilon = 0.01$ and $0.1$, 150 for UCB and 70 for Thompson sampling; asserted above within three standard
#   errors of an independent reference.
# - Epsilon-greedy explores blindly and pays for ever; **UCB** tries what might be good; **Thompson sampling** tries what it might believe
#   to be best. All break ties at random.
# - Comparisons deserve trust when everybody plays the same problem, over many runs, with knobs tuned and the spread shown.
#
# **Next**: in Part 4.4 actions have consequences: the state changes, and epsilon-greedy meets Q-learning. Counting and optimism return for
# large worlds in Part 9.1, and the gradient bandit grows up in Part 5.5.
#
# **Further reading**: Lattimore and Szepesvári's *Bandit Algorithms* for the proofs (why no strategy can do better than logarithmic
# regret); Chapelle and Li, *An empirical evaluation of Thompson sampling* (2011), for how it fares when it has to choose advertisements.
