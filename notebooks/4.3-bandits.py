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
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, stopwatch
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
# ## 3. Meet a bandit
#
# All that follows is a variation of one loop, Sutton and Barto's *simple bandit algorithm* (section 2.4):
#
# ```
# Input: number of arms k, share of exploration ε
#
# 1  for each arm a:  Q(a) ← 0,  N(a) ← 0
# 2  loop for t = 1, 2, 3, ...:
# 3      with probability ε:  A ← an arm at random, from all k
# 4      otherwise:           A ← an arm with the largest Q(a), ties broken at random
# 5      pull arm A, receive R
# 6      N(A) ← N(A) + 1
# 7      Q(A) ← Q(A) + (R - Q(A)) / N(A)
# ```
#
# Lines 3 and 4 choose, lines 6 and 7 learn. (Section 4 shows that line 7 is the mean of all rewards of the arm.) In Python, for one agent
# with plain lists, it takes ten lines.


# %%
def one_life(
    n_steps: int, epsilon: float, rng: random.Random
) -> tuple[list[float], list[float], list[int]]:
    """Play one bandit, and return its true values, the estimates and the counts."""
    true_values = [rng.gauss(0, 1) for _ in range(N_ARMS)]
    estimates, counts = [0.0] * N_ARMS, [0] * N_ARMS
    for _ in range(n_steps):
        highest = max(estimates)
        best = [arm for arm in range(N_ARMS) if estimates[arm] == highest]
        explores = rng.random() < epsilon
        arm = rng.randrange(N_ARMS) if explores else rng.choice(best)
        reward = rng.gauss(true_values[arm], 1)
        counts[arm] += 1
        estimates[arm] += (reward - estimates[arm]) / counts[arm]
    return true_values, estimates, counts


# %% [markdown]
# Predict, then run: will the agent find the best of its ten arms within 1000 steps? And how well will it know the others?


# %% tags=["demo", "nbval-check-output"]
def show_one_life(seed: int) -> None:
    """Print what an agent has learned in one life, the best arm first."""
    true_values, estimates, counts = one_life(N_STEPS, 0.1, random.Random(seed))
    print("arm   true value   estimate   times chosen")
    for arm in sorted(range(N_ARMS), key=lambda arm: -true_values[arm]):
        print(
            f"{arm:3} {true_values[arm]:12.2f} {estimates[arm]:10.2f} {counts[arm]:14}"
        )


def found_the_best(seed: int) -> bool:
    """Return whether the arm that was chosen most in a life is the best one."""
    true_values, _, counts = one_life(N_STEPS, 0.1, random.Random(seed))
    return counts.index(max(counts)) == true_values.index(max(true_values))


show_one_life(seed=1)
n_found = sum(found_the_best(seed) for seed in range(200))
print(f"in {n_found} of 200 lives the arm that was chosen most is the best one")
assert 130 < n_found < 190

# %% [markdown]
# What to see: this agent has two good arms, nearly equally good, and knows both to two decimals, yet it chose the better one less often.
# Of the others it knows little: each was tried a dozen times, mostly by the random choices of line 3, and some estimates are off by half a
# reward. To win, it never had to know them better. But one life says little. In most of 200 lives the arm that was chosen most is the best
# one; the other agents settled for less, and in 1000 steps did not find out.
#
# ### Exercise 1: pull the arms
#
# *Easy, about 10 minutes.* Before the agents, the bandit itself, as tensors. Given the true values of one bandit, pull **each** arm `n_pulls` times and return
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
    true_values = torch.tensor([5.0, -5.0], device=device)
    payouts = checks.tensor(
        "the payouts",
        checks.attempt(simulate_payouts, true_values, 4000, new_generator(0)),
        shape=(2, 4000),
        dtype=torch.float32,
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
    checks.close(
        "how the noise of both arms goes together (their correlation)",
        torch.corrcoef(payouts)[0, 1],
        0.0,
        atol=0.1,
        thought="Is the noise drawn afresh for every single pull of every arm?",
    )


# %% hidden="simulate_payouts" points=1
def hidden_simulate_payouts() -> None:
    for seed, values in enumerate(([0.0], [3.0, -1.0, 0.0, 40.0], [-0.5] * 6)):
        n_arms, true_values = len(values), torch.tensor(values, device=device)
        with checks.unchanged(true_values=true_values):
            payouts = checks.tensor(
                "the payouts",
                checks.attempt(
                    simulate_payouts, true_values, 6000, new_generator(431 + seed)
                ),
                shape=(n_arms, 6000),
                dtype=torch.float32,
                thought="Is it float32, with a row for each arm, however many arms?",
            )
        noise = payouts.cpu().double() - torch.tensor(values).double()[:, None]
        checks.close(
            "the mean of each row",
            noise.mean(dim=1),
            [0.0] * n_arms,
            atol=0.06,
            thought="Is the mean of each row its true value?",
        )
        checks.close(
            "the variance",
            noise.var(dim=1),
            [1.0] * n_arms,
            atol=0.09,
            thought="Is the variance 1, whatever the true value?",
        )
        checks.close(
            "normal noise",
            [(noise.abs() < width).double().mean() for width in (0.5, 1.0, 2.0)],
            [0.3829, 0.6827, 0.9545],
            atol=0.03,
            thought="Is the noise normal, with two thirds of it between -1 and 1?",
        )
        afresh = "Does every single pull of every arm get noise of its own?"
        for lag in (1, 2, 3000):
            rows = noise.unbind()
            related = [float((row[lag:] * row[:-lag]).mean()) for row in rows]
            checks.close(
                "unrelated pulls", related, [0.0] * n_arms, atol=0.1, thought=afresh
            )
        for row in range(1, n_arms):
            related = torch.corrcoef(noise[[row - 1, row]])[0, 1]
            checks.close("unrelated rows", related, 0.0, atol=0.07, thought=afresh)
            sorted_rows = noise[[row - 1, row]].sort(dim=1).values
            checks.true(
                "rows with noise of their own, and not the same in another order",
                float((sorted_rows[0] - sorted_rows[1]).abs().max()) > 1e-3,
                thought=afresh,
            )
    single = checks.attempt(
        simulate_payouts, torch.zeros(3, device=device), 1, new_generator(4)
    )
    checks.tensor("one pull", single, shape=(3, 1), thought="A single pull each?")
    # Many small tables: noise that is brought to mean 0 or variance 1 is seen in them.
    for n_arms, n_pulls in ((1, 1), (2, 2)):
        calls = [(torch.zeros(n_arms, device=device), n_pulls, new_generator(5))]
        tables = torch.stack(checks.each(simulate_payouts, calls * 1500)).cpu()
        related = np.cov(tables.flatten(1).T.numpy())  # of all pulls of a table
        checks.close(
            "how the pulls of a small table go together",
            related,
            np.eye(n_arms * n_pulls).squeeze(),
            atol=0.18,
            thought="Is the noise left as it was drawn, however few the pulls are?",
        )
    checks.makes_no_generator(
        simulate_payouts,
        thought="Does every random number come from the generator itself?",
    )
    checks.draws_only_from_its_generator(
        lambda generator: [
            checks.attempt(simulate_payouts, torch.zeros(2), 3, generator)
            for _ in range(2)
        ],
        kind="torch",
        thought="Does all randomness come from the generator that is passed in?",
    )
    shared = new_generator(7)
    first, second = checks.each(
        simulate_payouts, [(torch.zeros(2, device=device), 3, shared)] * 2
    )
    checks.true(
        "draws go on",
        not torch.equal(first, second),
        thought="Does the generator start afresh at every call?",
    )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            simulate_payouts, torch.zeros(2, device=device), 3, shared
        ),
        thought="Is it a new tensor at each call, which shares no memory with another?",
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
    figure = checks.figure_of(
        payout_figure, payouts, n_axes=1, thought="Return a figure with one axes."
    )
    axes = checks.panels_of(figure)[0]
    checks.labels(axes, x=("arm",), y=("pay", "reward"), thought="What is on x?")
    checks.close(
        "violins as (x, lowest, highest)",
        checks.violins(axes),
        [(0, 1, 3), (1, 5, 8)],
        atol=0.02,
        thought="One violin for each arm, with the payouts of that arm, from x = 0 on?",
    )
    checks.scatter(
        "the means", axes, [0, 1], [2, 6], thought="A marker at (arm, mean payout)."
    )


# %% hidden="payout_figure" points=1
def hidden_payout_figure() -> None:
    for n_arms, n_pulls, seed in ((1, 50, 1), (3, 8, 2), (4, 4, 3), (12, 200, 4)):
        generator = torch.Generator().manual_seed(seed)
        noise = torch.randn((n_arms, n_pulls), generator=generator)
        payouts = noise**3 + (torch.arange(n_arms)[:, None] * 7 + 3) % 5
        given = payouts.to(device)
        with checks.unchanged(payouts=given):
            figure = checks.figure_of(
                payout_figure, given, n_axes=1, thought="Is it one axes?"
            )
        axes = checks.panels_of(figure)[0]
        checks.labels(
            axes,
            x=("arm",),
            y=("pay", "reward"),
            not_x=("step", "run", "pull"),
            not_y=("step", "regret", "number"),
            thought="Is each axis labelled, by what it shows?",
        )
        rows = payouts.tolist()
        checks.close(
            "the violins",
            checks.violins(axes),
            [(float(arm), min(row), max(row)) for arm, row in enumerate(rows)],
            rtol=0.002,
            atol=0.005,
            thought="Is there a violin at each arm's number, from the lowest of its "
            "payouts to the highest, whatever the number of pulls?",
        )
        checks.scatter(
            "the means",
            axes,
            range(n_arms),
            [sum(row) / n_pulls for row in rows],
            atol=1e-4,
            thought="Is it a marker at the mean (not the median) of each arm?",
        )


# %% [markdown]
# Here is the bandit of our first run, with the functions that you have just written. (This cell needs Exercises 1 and 2.)

# %% alt="Violins of the payouts of ten arms, each with a dot at its mean: the means differ by less than the payouts of one arm." tags=["demo", "nbval-check-output"]
with checks.demonstration():
    draw = torch.Generator().manual_seed(3)
    first_bandit = torch.randn(N_ARMS, generator=draw).to(device)
    payout_figure(simulate_payouts(first_bandit, 2000, new_generator(0)))
    plt.show()
    best, second = first_bandit.cpu().sort(descending=True).values[:2].tolist()
    print(f"best arm: {int(first_bandit.argmax())}, with a true value of {best:.2f};")
    print(f"the second best has {second:.2f}")


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
# reward is forgotten gradually, since a reward that is $m$ steps old has the weight $\alpha (1 - \alpha)^m$.
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
    actions = torch.tensor([1, 2], device=device)
    rewards = torch.tensor([6.0, 5.0], device=device)
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
        "estimates after one more step, with step size 0.5",
        estimates,
        [[0, 4.5, 0], [1, 0, 5]],
        thought="Half of the way from 3 to 6.",
    )
    checks.equal(
        "counts after one more step, with step size 0.5",
        counts,
        [[0, 5, 0], [1, 0, 2]],
        thought="Do the counts grow whatever the step size is?",
    )


# %% hidden="update_estimates" points=2
def hidden_update_estimates() -> None:
    rng = np.random.default_rng(433)
    for runs, arms, length in ((1, 1, 5), (1, 4, 20), (3, 3, 15), (40, 6, 20)):
        for step_size in (None, 0.1, 1.0, 0.9):
            start = rng.normal(scale=3.0, size=(runs, arms))
            estimates = torch.tensor(start, dtype=torch.float32, device=device)
            counts = torch.zeros((runs, arms), dtype=torch.int64, device=device)
            if step_size == 0.9:  # a table may lie in memory column by column
                estimates, counts = (
                    table.t().contiguous().t() for table in (estimates, counts)
                )
            plan = rng.integers(arms, size=(length, runs))
            pay = rng.normal(scale=4.0, size=(length, runs))
            pay[rng.random(size=pay.shape) < 0.2] = 0.0  # a reward like any other
            actions = torch.tensor(plan, device=device)
            rewards = torch.tensor(pay, dtype=torch.float32, device=device)
            with checks.unchanged(actions=actions, rewards=rewards):
                checks.each(
                    update_estimates,
                    [
                        (estimates, counts, chosen, paid, step_size)
                        for chosen, paid in zip(actions, rewards, strict=True)
                    ],
                )
            # Written another way: the weighted mean of everything that an arm paid.
            expected, n_chosen = start.copy(), np.zeros((runs, arms), dtype=np.int64)
            for run, arm in np.ndindex(runs, arms):
                seen = pay[plan[:, run] == arm, run]
                n_chosen[run, arm] = n = len(seen)
                if n and step_size is None:
                    expected[run, arm] = seen.sum() / n
                elif n and step_size is not None:
                    keep = 1.0 - step_size
                    weights = step_size * keep ** np.arange(n)[::-1]
                    expected[run, arm] = weights @ seen + keep**n * start[run, arm]
            checks.equal(
                "counts",
                counts,
                n_chosen,
                thought="Does each run count its own arm, with every step size?",
            )
            checks.close(
                "estimates",
                estimates,
                expected,
                rtol=1e-5,
                atol=1e-5,
                thought="Does only the chosen arm of each run move, by 1/N with the "
                "arm's own new count, or by the step size?",
            )
    # Long lives: the thousandth reward of an arm counts for a thousandth.
    before = [0, 1, 99, 100, 150, 999, 5000, 1_000_000]
    counts = torch.tensor([before], device=device).T
    estimates = torch.full((len(before), 1), 2.0, device=device)
    arms = torch.zeros(len(before), dtype=torch.int64, device=device)
    rewards = 2.0 + 3.0 * (counts[:, 0] + 1).float()
    checks.attempt(update_estimates, estimates, counts, arms, rewards)
    checks.close(
        "estimates after many rewards",
        estimates,
        [[5.0]] * len(before),
        rtol=1e-4,
        thought="Does every reward count for 1/N, after however many rewards?",
    )
    checks.equal(
        "counts after many rewards",
        counts,
        [[n + 1] for n in before],
        thought="Does each run count its own arm, after however many rewards?",
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
    # Each of the best arms draws a lot, and the highest lot wins.
    return torch.where(best, lots, -1.0).argmax(dim=1)


# %% tags=["demo"]
def show_tie_breaking() -> None:
    """Print how often each of five arms wins, three of which are tied."""
    tied = torch.tensor([0.0, 2.0, 1.0, 2.0, 2.0], device=device).expand(30_000, 5)
    winners = {
        "torch.argmax": tied.argmax(dim=1),
        "random_argmax": random_argmax(tied, new_generator(0)),
    }
    print("share of each arm where the scores are 0, 2, 1, 2, 2:")
    shares = [0.0] * 5
    for name, arms in winners.items():
        shares = [float((arms == arm).float().mean()) for arm in range(5)]
        print(f"{name:13}", ", ".join(f"{share:.2f}" for share in shares))
    assert np.allclose(shares, [0.0, 1 / 3, 0.0, 1 / 3, 1 / 3], atol=0.015)


show_tie_breaking()

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
        arms = checks.tensor(
            "the arms",
            checks.attempt(epsilon_greedy, estimates, epsilon, new_generator(0)),
            shape=(4000,),
            dtype=torch.int64,
            thought="One arm for each run, as an index.",
        )
        checks.close(
            f"the share of each arm, epsilon {epsilon}",
            [float((arms == arm).float().mean()) for arm in range(3)],
            expected_shares,
            atol=0.04,
            thought="Does each run toss its own coin, are ties shared, and is "
            "exploring a draw from all arms?",
        )


# %% hidden="epsilon_greedy" points=2
def hidden_epsilon_greedy() -> None:
    every_run = (
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
        # Runs of two kinds, in turn, so that an answer which treats all alike is seen.
        estimates = torch.tensor([row, other], device=device).repeat(4000, 1)
        with checks.unchanged(estimates=estimates):
            arms = checks.tensor(
                "the arms",
                checks.attempt(
                    epsilon_greedy, estimates, epsilon, new_generator(434 + trial)
                ),
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
                "the shares", shares, expected_shares, atol=0.035, thought=every_run
            )
            checks.true(
                "no exploration",
                epsilon > 0 or not shares[~best].any(),
                thought="With epsilon 0, is it only ever the best?",
            )
    lonely = torch.tensor([[1.0, 3.0, 2.0]], device=device)
    checks.tensor(
        "the arm of a single run",
        checks.attempt(epsilon_greedy, lonely, 0.0, new_generator(436)),
        shape=(1,),
        dtype=torch.int64,
        thought="Is it one index for each run, also where there is one run alone?",
    )
    # Many calls, few runs: nobody explores more often than the others, or with them.
    generator = new_generator(435)
    for row, epsilon in (
        ([0.0, 0.0, 3.0, 0.0], 0.5),
        ([1.0, 1.0, 1.0, 1.0], 0.0),
        ([4.0, 3.0, 2.0, 1.0], 1.0),
    ):
        estimates = torch.tensor(row, device=device).repeat(60, 1)
        calls = [(estimates, epsilon, generator)] * 300
        arms = torch.stack(checks.each(epsilon_greedy, calls)).cpu()  # [300, 60]
        chosen = torch.nn.functional.one_hot(arms, 4).double()  # [300, 60, 4]
        best = np.array(row) == max(row)
        share = epsilon / 4 + (1 - epsilon) * best / best.sum()
        checks.close(
            "the shares of each run",
            chosen.mean(dim=0),
            np.tile(share, (60, 1)),
            atol=0.14,
            thought="Does each run toss its coin anew at every call, so that none "
            "explores more often than the others?",
        )
        # Runs that have nothing to do with each other: the variance of a binomial.
        spread = chosen.sum(dim=1).var(dim=0).numpy() / (60 * share * (1 - share))
        checks.true(
            "independent runs",
            bool(((spread > 0.65) & (spread < 1.45)).all()),
            thought="Does each run have a coin and a draw of its own, so that how many "
            "explore is a matter of luck?",
        )
    checks.makes_no_generator(
        epsilon_greedy,
        thought="Does every random number come from the generator itself?",
    )
    checks.draws_only_from_its_generator(
        lambda generator: checks.attempt(
            epsilon_greedy, torch.zeros((200, 50)), 0.5, generator
        ),
        kind="torch",
        thought="Does all randomness come from the generator that is passed in?",
    )
    given = torch.zeros((3, 2), device=device), 0.5, new_generator(7)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(epsilon_greedy, *given),
        thought="Is it a new tensor at each call, which shares no memory with another?",
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
    # On the CPU: every device plays the same bandits.
    generator = torch.Generator().manual_seed(seed)
    values = torch.randn((n_runs, n_arms), generator=generator).to(device)
    noise = torch.randn((n_steps, n_runs), generator=generator).to(device)
    return Testbed(values.expand(n_steps, n_runs, n_arms), noise)


def play(strategy: Strategy, testbed: Testbed) -> Record:
    """Let a strategy play all runs of a testbed from the first step to the last."""
    actions = torch.empty_like(testbed.noise, dtype=torch.int64)
    rewards = torch.empty_like(testbed.noise)
    for index in range(len(testbed.noise)):
        chosen = strategy.choose(index + 1)
        mean = testbed.true_values[index].gather(1, chosen[:, None]).squeeze(1)
        paid = mean + testbed.noise[index]  # [n_runs]
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
        return epsilon_greedy(self.estimates, self.epsilon, self.generator)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Learn with your function."""
        update_estimates(self.estimates, self.counts, actions, rewards, self.step_size)


STRATEGIES = (
    "ε = 0",
    "ε = 0.01",
    "ε = 0.1",
    "UCB, c = 2",
    "Thompson",
    "optimistic 5",
    "gradient 0.1",
)
COLOURS = plots.colours_of(STRATEGIES) | {
    "blind draws": "dimgrey",
    "your agent": "#8C510A",
}
"""Each strategy has one colour, in all figures of this part."""


def testbed_figure(records: Mapping[str, Record], testbed: Testbed) -> Figure:
    """Draw the mean reward and the share of optimal actions at each step, over all runs
    and the latest ten steps.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8))
    steps = np.arange(1, len(testbed.noise) + 1)
    best_arms = testbed.true_values.argmax(dim=2)  # [n_steps, n_runs]
    for name, record in records.items():
        reward = record.rewards.mean(dim=1).cpu().numpy()  # [n_steps]
        optimal = (record.actions == best_arms).float().mean(dim=1).cpu().numpy()
        look = plots.look_of(COLOURS[name])
        left.plot(steps, plots.moving_average(reward, 10), label=name, **look)
        right.plot(steps, 100 * plots.moving_average(optimal, 10), label=name, **look)
    highest = float(testbed.true_values[0].amax(dim=1).mean())
    left.axhline(highest, color="grey", linewidth=1, label="always the best arm")
    left.set(xlabel="step", ylabel="reward (mean over runs and 10 steps)")
    left.set_ylim(0, 1.65)
    right.set(xlabel="step", ylabel="optimal action (% of runs)", ylim=(0, 100))
    left.legend(loc="lower right")
    return figure


with checks.demonstration():
    testbed = make_testbed(n_runs, N_STEPS, seed=2018)
    records = {
        f"ε = {epsilon:g}": play(
            EpsilonGreedy(n_runs, epsilon, new_generator(1)), testbed
        )
        for epsilon in (0.0, 0.01, 0.1)
    }
    testbed_figure(records, testbed)
    plt.show()

# %% [markdown]
# These are the curves of Sutton and Barto's Figure 2.2. The greedy agent ($\varepsilon = 0$) rises first, and gets stuck: it takes the
# first arm that looks good, and never finds out what else there was. With $\varepsilon = 0.1$ the agent finds the best arm most of the
# time, but keeps taking random ones. With $\varepsilon = 0.01$ it is slow, and still rising when the curtain falls.
#
# ### Why all runs at once?
#
# The same experiment as a plain loop: one run after the other, one step after the other, with arrays of ten numbers. And because arrays of
# ten numbers are a little silly, once more with Python's lists, by `one_life` of Section 3.


# %% tags=["demo"]
def loop_with_arrays(n_runs: int, n_steps: int, epsilon: float) -> float:
    """Play epsilon-greedy one run after the other with NumPy, and return the mean
    reward.
    """
    rng, total = np.random.default_rng(0), 0.0
    for _ in range(n_runs):
        values = rng.normal(size=N_ARMS)
        estimates, counts = np.zeros(N_ARMS), np.zeros(N_ARMS)
        for _ in range(n_steps):
            explores = rng.random() < epsilon
            best = np.flatnonzero(estimates == estimates.max())
            arm = int(rng.integers(N_ARMS) if explores else rng.choice(best))
            reward = rng.normal(values[arm])
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
        start = stopwatch.now()
        job()
        times.append(stopwatch.now() - start)
    return 1e6 * min(times) / n_choices


def one_by_one() -> Record:
    """Play a single run with the tensor code: tables of one row."""
    testbed = make_testbed(1, N_STEPS, seed=0)
    return play(EpsilonGreedy(1, 0.1, new_generator(1)), testbed)


def all_at_once() -> Record:
    """Play all runs side by side with the tensor code, for a fifth of the steps."""
    testbed = make_testbed(n_runs, N_STEPS // 5, seed=0)
    return play(EpsilonGreedy(n_runs, 0.1, new_generator(1)), testbed)


def with_arrays() -> float:
    """Play five runs, one after the other, with NumPy."""
    return loop_with_arrays(5, N_STEPS, 0.1)


def with_lists() -> None:
    """Play twenty runs, one after the other, with lists."""
    for seed in range(20):
        one_life(N_STEPS, 0.1, random.Random(seed))


with checks.demonstration():
    costs = {
        "tensors, one run at a time": microseconds(one_by_one, N_STEPS),
        "a loop over NumPy arrays": microseconds(with_arrays, 5 * N_STEPS),
        "a loop over Python lists": microseconds(with_lists, 20 * N_STEPS),
        "tensors, all runs at once": microseconds(all_at_once, n_runs * N_STEPS // 5),
    }
    for name, cost in costs.items():
        times = cost / costs["tensors, all runs at once"]
        print(
            f"{name:27} {cost:8.3f} microseconds a choice, {times:6.1f} times as many"
        )

# %% [markdown]
# What to see: calling an array library for ten numbers costs far more than the ten additions, so one run at a time even the lists win. With
# thousands of numbers in each call the same tensor code leaves all loops behind. This is how RL is done at scale: not one environment, but
# thousands of them, side by side in one tensor.

# %% [markdown]
# ### Who was chosen, and how often?
#
# Regret tells us that an agent erred, not where. So count the **selections** of each arm in each run. With four arms and the actions
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
# arm, the second best, and so on down to the worst. (This cell needs Exercises 3 and 4.)


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
    # The best arm of each run first, [n_runs, n_arms].
    ranking = testbed.true_values[0].argsort(dim=1, descending=True)
    selections_by_rank = {
        name: selection_counts(record.actions, N_ARMS)
        .gather(1, ranking)
        .cpu()
        .double()
        .mean(dim=0)
        for name, record in records.items()
    }  # [n_arms] each
    selections_figure(selections_by_rank)
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
    best_arms = small_testbed.true_values[0].argmax(dim=1)  # [n_runs]
    optimal = 100.0 * (record.actions == best_arms).float()  # [n_steps, n_runs]
    steps = np.arange(5, 501, 10)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    for axes, values in ((left, record.rewards), (right, optimal)):
        # Means of ten steps, [n_runs, n_points].
        runs = values.cpu().numpy().reshape(50, 10, 400).mean(axis=1).T
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
    mean_rewards = {
        epsilon: float(
            play(
                EpsilonGreedy(400, epsilon, new_generator(2)), small_testbed
            ).rewards.mean()
        )
        for epsilon in (0.0, 0.05, 0.1, 0.3, 1.0)
    }
    told = [f"{paid:.2f} at ε = {epsilon:g}" for epsilon, paid in mean_rewards.items()]
    print("mean reward:", ", ".join(told))
    good, bad = mean_rewards[0.05], mean_rewards[0.3]
    assert min(good, mean_rewards[0.1]) > max(mean_rewards[0.0], bad) + 0.05
    assert abs(mean_rewards[1.0]) < 0.1

# %% [markdown]
# A little exploring goes a long way: 0.05 and 0.1 are far better than 0 and 0.3. At 0 the curves are flat after a few steps, since nothing
# new is ever learned; at 1 they are flat from the start, since what is learned is never used, and the reward is that of an average arm,
# zero.

# %% [markdown]
# ## 6. Optimism in the face of uncertainty
#
# Random exploring wastes its tries on arms that are known to be bad. Better to try what *might* be good. How good might an arm be? Let $Q$
# be the mean of $N$ rewards with normal noise of variance 1, so that $q_*(a) - Q$ is normal with mean 0 and variance $1/N$. The chance that
# the truth lies at least $u$ above the estimate is at most
#
# $$P\bigl( q_*(a) - Q \ge u \bigr) \le e^{-N u^2 / 2}.$$
#
# *Proof.* For every $s > 0$ the event is the same as $e^{s (q_*(a) - Q)} \ge e^{s u}$, and by Markov's inequality its probability is at most
# $e^{-s u}\, \mathbb{E}[e^{s (q_*(a) - Q)}] = e^{-s u + s^2 / (2N)}$, the expectation being that of a normal variable. The right-hand side is
# smallest at $s = N u$, where it is $e^{-N u^2 / 2}$. $\square$
#
# The fewer tries, the wider the margin $u$ must be for the same risk. Let the risk shrink with time, $e^{-N u^2 / 2} = t^{-c^2/2}$, take
# logarithms and solve for $u$:
#
# $$u = c\, \sqrt{\frac{\ln t}{N_t(a)}} .$$
#
# So $Q_t(a) + u$ is a value that the arm will hardly exceed: an **upper confidence bound** (UCB). Now act as if the best still plausible
# world was the real one:
#
# $$A_t = \arg\max_a \Bigl[ Q_t(a) + c\, \sqrt{\frac{\ln t}{N_t(a)}} \Bigr].$$
#
# Either the arm is as good as hoped, and all is well; or it is not, and then choosing it brings its bound down. An arm that was never tried
# has no bound at all, and comes first. In the loop of Section 3, line 3 goes, and line 4 becomes
#
# ```
# 4      A ← an arm with the largest Q(a) + c √(ln t / N(a)), infinite where N(a) = 0; ties broken at random
# ```
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
    estimates = torch.tensor([[1.0, 0.5, 0.0]], device=device)
    counts = torch.tensor([[4, 96, 0]], device=device)
    for step, c in ((100, 2.0), (1, 2.0), (100, 0.0)):
        bounds = checks.tensor(
            f"the bounds at step {step}, c = {c:g}",
            checks.attempt(ucb_scores, estimates, counts, step=step, c=c),
            shape=(1, 3),
            dtype=torch.float32,
            thought="One bound for each arm of each run.",
        )
        first, second = (c * math.sqrt(math.log(step) / n) for n in (4, 96))
        checks.close(
            f"the bounds at step {step}, c = {c:g}",
            bounds,
            [[1 + first, 0.5 + second, math.inf]],
            thought="Q + c * sqrt(ln t / N), with the arm's own N, and infinity "
            "wherever N is 0.",
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
        (5, 3, 10_000_000, 2.0),
    ):
        for share in (0.0, 0.4, 1.0):
            q = rng.normal(scale=2.0, size=(runs, arms))
            n = rng.integers(1, 60, size=(runs, arms))
            n *= 1 + step // 1000  # after many steps the counts are large, too
            n[rng.random((runs, arms)) < share] = 0
            estimates = torch.tensor(q, dtype=torch.float32, device=device)
            counts = torch.tensor(n, device=device)
            with checks.unchanged(estimates=estimates, counts=counts):
                bounds = checks.tensor(
                    "the bounds",
                    checks.attempt(ucb_scores, estimates, counts, step, c),
                    shape=(runs, arms),
                    dtype=torch.float32,
                    thought="A bound for each arm, in float32?",
                )
            expected = np.full((runs, arms), math.inf)
            for run, arm in zip(*np.nonzero(n), strict=True):
                bonus = c * (math.log(step) / n[run, arm]) ** 0.5
                expected[run, arm] = q[run, arm] + bonus
            checks.close(
                "the bounds",
                bounds,
                expected,
                rtol=1e-5,
                atol=1e-5,
                thought="Are untried arms infinite (never NaN) for every c and at "
                "step 1, and does each arm use its own count?",
            )
    ones = torch.ones((2, 3), device=device)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(ucb_scores, ones, ones.long(), 5, 0.0),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# **What optimism looks like.** One run, watched at three moments. The bar above each estimate is its bonus. (This cell needs Exercises 1,
# 2, 3 and 5.)


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
    noise = make_testbed(1, max(moments), seed=5).noise
    figure, panels = plt.subplots(1, len(moments), figsize=(10.5, 3.6), sharey=True)
    arms, truth = range(N_ARMS), first_bandit.cpu().numpy()
    for axes, moment in zip(panels, moments, strict=True):
        agent, n_steps = Ucb(1, 2.0, new_generator(3)), moment - 1
        play(agent, Testbed(first_bandit.expand(n_steps, 1, N_ARMS), noise[:n_steps]))
        low = agent.estimates[0].cpu().numpy()
        top = ucb_scores(agent.estimates, agent.counts, moment, 2.0)[0].cpu().numpy()
        spreads.append(float(np.ptp(top)))
        axes.bar(arms, top - low, bottom=low, width=0.7, color="silver", label="bonus")
        axes.scatter(
            arms, low, marker="_", s=160, linewidth=2.5, color="black", label="estimate"
        )
        axes.scatter(arms, truth, marker="x", color="#A50026", label="true value")
        for arm, count in enumerate(agent.counts[0].tolist()):
            axes.annotate(
                str(count), (arm, top[arm]), ha="center", va="bottom", fontsize=8
            )
        axes.set(xlabel="arm", title=f"before step {moment}", xticks=arms)
    panels[0].set_ylabel("value")
    panels[-1].legend(loc="upper right", fontsize=8)
    figure.suptitle(
        "Upper confidence bounds; the number above each bar counts the selections"
    )
    return figure, spreads


with checks.demonstration():
    bound_spreads = optimism_figure()[1]
    plt.show()
    told_spreads = ", ".join(f"{spread:.2f}" for spread in bound_spreads)
    print(f"highest minus lowest bound: {told_spreads}")
    assert bound_spreads[0] > 2 > 1 > bound_spreads[1] > bound_spreads[2]

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
# contributes 1 as well. To see it, multiply the prior's density by those of the rewards $R_1, \dots, R_N$, and complete the square:
#
# $$e^{-q^2 / 2}\, \prod_{i=1}^{N} e^{-(R_i - q)^2 / 2} \;\propto\; e^{-\frac{1}{2} \left( (1 + N)\, q^2 - 2\, q \sum_i R_i \right)}
# \;\propto\; e^{-\frac{1 + N}{2} \left( q - \frac{N Q}{1 + N} \right)^2}, \qquad N Q = \sum_i R_i .$$
#
# After $N$ rewards with mean $Q$, the belief (the **posterior**) is therefore
#
# $$q_*(a) \sim \mathcal{N}\Bigl( \frac{N Q}{1 + N},\; \frac{1}{1 + N} \Bigr).$$
#
# The prior acts like one more reward, of size zero, that we saw before we began. In the loop of Section 3, line 3 goes, and line 4 becomes
#
# ```
# 4      for each arm a:  draw G(a) from N( N(a) Q(a) / (1 + N(a)), 1 / (1 + N(a)) );  A ← an arm with the largest G(a)
# ```
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
    guesses = checks.tensor(
        "the guesses",
        checks.attempt(thompson_guesses, estimates, counts, new_generator(0)),
        shape=(5000, 2),
        dtype=torch.float32,
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
    checks.close(
        "how the guesses for both arms go together (their correlation)",
        torch.corrcoef(guesses.T)[0, 1],
        0.0,
        atol=0.1,
        thought="Does every guess get noise of its own?",
    )


# %% hidden="thompson_guesses" points=2
def hidden_thompson_guesses() -> None:
    for trial, (q, n) in enumerate(
        (
            ([0.0, 5.0, -3.0, 1.0], [0, 1, 3, 99]),
            ([7.0], [24]),
            ([-2.0, -2.0, 4.0], [1, 2, 0]),
            ([0.5, -1.0, 3.0], [150, 5000, 10_000]),
        )
    ):
        estimates = torch.tensor(q, device=device).repeat(6000, 1)
        counts = torch.tensor(n, device=device).repeat(6000, 1)
        if trial == 0:  # two kinds of runs
            estimates[::2, 1:] += 1.0
            counts[::2] += 2
        with checks.unchanged(estimates=estimates, counts=counts):
            guesses = checks.tensor(
                "the guesses",
                checks.attempt(
                    thompson_guesses, estimates, counts, new_generator(437 + trial)
                ),
                shape=(6000, len(q)),
                dtype=torch.float32,
                thought="Is it one guess for each arm of each run, in float32?",
            )
        # Written another way: every guess, brought back to a standard normal variable.
        seen = counts.cpu().double()
        mean = estimates.cpu().double() * (1.0 - 1.0 / (1.0 + seen))
        standard = (guesses.cpu().double() - mean) * (1.0 + seen).sqrt()
        checks.close(
            "the means",
            standard.mean(dim=0),
            [0.0] * len(q),
            atol=0.06,
            thought="Is the mean N Q / (1 + N), for each arm and run?",
        )
        checks.close(
            "the variances",
            standard.var(dim=0),
            [1.0] * len(q),
            atol=0.09,
            thought="Is the variance 1 / (1 + N), and not its root?",
        )
        for width, inside in ((0.5, 0.3829), (1.0, 0.6827), (2.0, 0.9545)):
            checks.close(
                "normal guesses",
                (standard.abs() < width).double().mean(dim=0),
                [inside] * len(q),
                atol=0.03,
                thought="Are the guesses normal?",
            )
        own = "Does each arm of each run draw a guess of its own?"
        for lag in (1, 2, 3000):
            related = (standard[lag:] * standard[:-lag]).mean(dim=0)
            checks.close(
                "unrelated runs", related, [0.0] * len(q), atol=0.1, thought=own
            )
        for arm in range(1, len(q)):
            related = torch.corrcoef(standard[:, [arm - 1, arm]].T)[0, 1]
            checks.close("unrelated arms", related, 0.0, atol=0.07, thought=own)
    checks.makes_no_generator(
        thompson_guesses,
        thought="Does every random number come from the generator itself?",
    )
    checks.draws_only_from_its_generator(
        lambda generator: [
            checks.attempt(
                thompson_guesses,
                torch.zeros((2, 2)),
                torch.ones(2, 2).long(),
                generator,
            )
            for _ in range(2)
        ],
        kind="torch",
        thought="Does all randomness come from the generator that is passed in?",
    )
    # Many small tables: noise that is brought to mean 0 or variance 1 is seen in them.
    for size in (1, 2):
        zeros = torch.zeros((size, size), device=device)
        calls = [(zeros, zeros.long(), new_generator(8))] * 1500
        guesses = torch.stack(checks.each(thompson_guesses, calls)).cpu()
        checks.close(
            "how the guesses of a small table go together",
            np.cov(guesses.flatten(1).T.numpy()),
            np.eye(size * size).squeeze(),
            atol=0.18,
            thought="Is the noise left as it was drawn, however few the runs are?",
        )
    zeros = torch.zeros((2, 2), device=device)
    shared = new_generator(7)
    first, second = checks.each(thompson_guesses, [(zeros, zeros.long(), shared)] * 2)
    checks.true(
        "draws go on",
        not torch.equal(first, second),
        thought="Does the generator start afresh at every call?",
    )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(thompson_guesses, zeros, zeros.long(), shared),
        thought="Is it a new tensor at each call, which shares no memory with another?",
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
# A reward above the **baseline** $\bar R$ makes the chosen arm more likely and all others less so; below it, the reverse. Whatever number $b$
# stands for the baseline, as long as it does not depend on the arm that was chosen, this is stochastic gradient *ascent* on the expected
# reward. *Proof.* The softmax has the derivatives $\partial \pi(x) / \partial H(a) = \pi(x) (\mathbf{1}[a = x] - \pi(a))$, and they sum to
# zero over $x$, since the probabilities always sum to one. So
#
# $$\frac{\partial}{\partial H(a)} \sum_x \pi(x)\, q_*(x) = \sum_x \bigl( q_*(x) - b \bigr)\, \pi(x) \bigl( \mathbf{1}[a = x] - \pi(a) \bigr)
# = \mathbb{E}\bigl[ (R - b) \bigl( \mathbf{1}[a = A] - \pi(a) \bigr) \bigr]. \qquad \square$$
#
# In our code $\bar R$ is the mean of all rewards so far, this one included. That makes $R - \bar R$ just $1 - 1/t$ times what it would be
# with the mean of the earlier rewards, so that the direction is the same, and the first few steps are more careful. In Part 5.5, with a
# network in the place of $H$, this line will be called REINFORCE.
#
# ```
# Input: number of arms k, step size α
#
# 1  for each arm a:  H(a) ← 0;   B ← 0
# 2  loop for t = 1, 2, 3, ...:
# 3      π ← softmax of H;  draw A from π
# 4      pull arm A, receive R
# 5      B ← B + (R - B) / t
# 6      for each arm a:  H(a) ← H(a) + α (R - B) (1[a = A] - π(a))
# ```


# %% alt="Two panels over 1000 steps for five strategies: mean reward and share of optimal actions; Thompson sampling is ahead." tags=["demo"]
class Thompson(Ucb):
    """Chooses by guesses from the posterior."""

    def choose(self, step: int) -> torch.Tensor:
        """Choose with your guesses."""
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
        name: play(strategy, testbed) for name, strategy in challengers.items()
    }
    racers = {name: everybody[name] for name in ("ε = 0.1", *challengers)}
    testbed_figure(racers, testbed)
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
        dtype=torch.float32,
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
        (5, 1, 9),
        (1500, 2, 3),
    ):
        for shift in (0.0, -20.0, 20.0):
            plan = rng.integers(arms, size=(length, runs))
            values = rng.normal(size=(runs, arms)) + shift
            actions = torch.tensor(plan, device=device)
            true_values = torch.tensor(values, dtype=torch.float32, device=device)
            with checks.unchanged(actions=actions, true_values=true_values):
                regret = checks.tensor(
                    "the regret",
                    checks.attempt(cumulative_regret, actions, true_values),
                    shape=(length, runs),
                    dtype=torch.float32,
                    thought="A row for each step, a column for each run, in float32?",
                )
            expected = np.zeros((length, runs))
            for run in range(runs):
                lost = 0.0
                for step in range(length):
                    lost += max(values[run].tolist()) - values[run, plan[step, run]]
                    expected[step, run] = lost
            checks.close(
                "the regret",
                regret,
                expected,
                rtol=1e-5 if length < 100 else 1e-4,
                atol=2e-4,
                thought="Is it the best arm of the same run, the gap of the arm that "
                "was chosen, and the sum over the steps so far?",
            )
    given = torch.zeros((1, 2), dtype=torch.int64, device=device)
    values = torch.ones((2, 3), device=device)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(cumulative_regret, given, values),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 8: reward and regret, drawn
#
# *Medium, about 20 minutes.* Compare strategies in one figure with two axes: on the left the **cumulative reward**, on the right the
# **cumulative regret**, each as the mean over the runs, against the step (counted from 1). One line for each strategy in each of the axes,
# with a point for each step, labelled with its name, each in a colour of its own that is the same on both sides, a legend, and labels on
# all axes.
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
    summed = {
        "A": torch.tensor([[0.0, 1.0], [2.0, 1.0]], device=device),
        "B": torch.tensor([[1.0, 1.0], [1.0, 4.0]], device=device),
    }
    figure = checks.figure_of(
        cumulative_figure,
        rewards,
        summed,
        n_axes=2,
        arranged="row",
        thought="Two axes, side by side.",
    )
    left, right = checks.panels_of(figure)
    for axes, own, other in ((left, "reward", "regret"), (right, "regret", "reward")):
        checks.labels(axes, x=("step",), y=(own,), thought="What is on x, what on y?")
        checks.about(
            axes, [own], [other], thought="Reward on the left, regret on the right."
        )
    means = {"A": ([2, 3], [0.5, 1.5]), "B": ([0, 6], [1, 2.5])}
    looks = {
        name: [
            checks.curve(
                f"the line of {name} on the {side}",
                axes,
                [1, 2],
                y,
                name=name,
                thought="Steps from 1. Left: the mean over runs, summed over the "
                "steps. Right: the mean over runs alone.",
            ).look
            for side, axes, y in zip(
                ("left", "right"), (left, right), both, strict=True
            )
        ]
        for name, both in means.items()
    }
    checks.told_apart(
        "the strategies", looks, thought="One colour for each, the same on both sides."
    )


# %% hidden="cumulative_figure" points=2
def hidden_cumulative_figure() -> None:
    for length, runs, names in (
        (7, 7, ["x"]),
        (30, 4, ["UCB", "ε = 0.1", "Thompson"]),
        (2, 9, ["p", "q"]),
        (12, 1, [f"s{i}" for i in range(6)]),
        (1000, 3, ["short memory", "long memory"]),
    ):
        draw = torch.Generator().manual_seed(length)
        paid = {name: torch.randn((length, runs), generator=draw) for name in names}
        gaps = {name: torch.rand((length, runs), generator=draw) for name in names}
        summed = {name: gap.cumsum(dim=0) for name, gap in gaps.items()}
        rewards, regrets = (
            {name: table[name].to(device) for name in names} for table in (paid, summed)
        )
        with checks.unchanged(rewards=rewards, regrets=regrets):
            figure = checks.figure_of(
                cumulative_figure,
                rewards,
                regrets,
                n_axes=2,
                arranged="row",
                thought="Two axes side by side, in a new figure at each call?",
            )
        left, right = checks.panels_of(figure)
        for axes, own, other in (
            (left, "reward", "regret"),
            (right, "regret", "reward"),
        ):
            checks.labels(
                axes,
                x=("step",),
                y=(own,),
                not_x=("run", "episode", "arm", "update", "second", "s"),
                not_y=("value", "step", "loss"),
                thought="What is on x and y?",
            )
            checks.about(
                axes,
                [own],
                [other],
                thought="Is the reward on the left, the regret on the right?",
            )
        looks = {
            name: [
                checks.curve(
                    "a line",
                    axes,
                    range(1, length + 1),
                    expected,
                    name=name,
                    rtol=1e-4,
                    atol=1e-4,
                    thought="A named line for each strategy in both axes, over steps "
                    "from 1? Rewards: mean over runs, summed over steps. Regrets: mean "
                    "over runs; they are summed already.",
                ).look
                for axes, expected in (
                    (left, np.cumsum([sum(row) / runs for row in paid[name].tolist()])),
                    (right, [sum(row) / runs for row in summed[name].tolist()]),
                )
            ]
            for name in names
        }
        checks.told_apart(
            "the strategies",
            looks,
            thought="Has each strategy one colour, the same on both sides?",
        )


# %% [markdown]
# Now the bill for all seven, and with it the check of everything that was built so far. The numbers in the columns "reference" come from an
# independent program, `benchmarks/bandit_reference.py`, which uses nothing of this notebook and plays 4000 runs of its own. Ours must agree
# with them within four standard errors, those of both programs combined. (There are fourteen comparisons: with two standard errors, one of
# them would often fail by chance alone.) This cell needs Exercises 3 to 8.


# %% alt="Two panels over 1000 steps for seven strategies: cumulative reward and cumulative regret; the greedy regret is a straight line, that of Thompson sampling nearly flat." tags=["demo"]
def show_bill() -> None:
    """Print regret and optimal actions of each strategy beside the reference."""
    print(f"{'':13}   regret  ± 4 s.e.  reference  optimal %  ± 4 s.e.  reference")
    for name, levels in REFERENCE.items():
        row = f"{name:13}"
        both = (final_regrets[name], optimal_shares[name])
        for runs, level in zip(both, levels, strict=True):
            mean, spread = float(runs.mean()), 4 * float(runs.std())
            row += f" {mean:8.1f} {spread / math.sqrt(n_runs):9.1f} {level:10.1f}"
            margin = spread * math.sqrt(1 / n_runs + 1 / 4000)
            assert abs(mean - level) < margin, f"{name}: {mean:.1f} and {level}"
        print(row)


with checks.demonstration():
    # Regret after 1000 steps, and share of optimal actions over the last 100 steps in
    # percent, as printed by: python benchmarks/bandit_reference.py
    REFERENCE = {
        "ε = 0": (513.4, 36.5),
        "ε = 0.01": (331.3, 60.4),
        "ε = 0.1": (233.3, 80.0),
        "UCB, c = 2": (148.0, 85.2),
        "Thompson": (69.1, 92.3),
        "optimistic 5": (241.1, 85.8),
        "gradient 0.1": (184.5, 84.8),
    }
    best_arms = testbed.true_values[0].argmax(dim=1)  # [n_runs]
    regrets = {
        name: cumulative_regret(record.actions, testbed.true_values[0])
        for name, record in everybody.items()
    }  # [n_steps, n_runs] each
    final_regrets = {
        name: regret[-1].cpu().double() for name, regret in regrets.items()
    }  # [n_runs] each
    optimal_shares = {
        name: 100 * (record.actions[-100:] == best_arms).cpu().double().mean(dim=0)
        for name, record in everybody.items()
    }  # [n_runs] each

    all_rewards = {name: record.rewards for name, record in everybody.items()}
    cumulative_figure(all_rewards, regrets)
    plt.show()
    show_bill()

# %% [markdown]
# What to see: on the left everybody climbs, and the differences drown in what all have in common. On the right is the same race with that
# subtracted. Epsilon-greedy ends on a nearly straight line and would follow it for ever. UCB and Thompson bend: the longer they live, the
# less they pay. Thompson is best here, and that is not quite fair: its prior is exactly the distribution that the true values were drawn
# from. It was told more than the others.
#
# Note the optimist, too: at the end it chooses the best arm more often than $\varepsilon = 0.1$ does, and still its regret is no better,
# since it paid for its education in the first two hundred steps. *Share of optimal actions* and *regret* are two questions.


# %% tags=["demo"]
def show_ranking() -> None:
    """Print who pays how much, and when."""
    totals = {name: float(runs.mean()) for name, runs in final_regrets.items()}
    order = sorted(totals, key=lambda name: totals[name])
    told = [f"{name} ({totals[name]:.0f})" for name in order]
    print("from least to most regret:", "; ".join(told))
    assert order[:3] == ["Thompson", "UCB, c = 2", "gradient 0.1"]
    assert order[-2:] == ["ε = 0.01", "ε = 0"]
    assert optimal_shares["optimistic 5"].mean() > optimal_shares["ε = 0.1"].mean() + 3
    assert abs(totals["optimistic 5"] - totals["ε = 0.1"]) < 25

    early = float(regrets["optimistic 5"][199].mean()) / totals["optimistic 5"]
    print(f"the optimist's first 200 steps make {100 * early:.0f} % of its regret")
    assert early > 0.6

    print("regret of steps 801 to 1000, as a multiple of that of steps 201 to 400:")
    for name in ("UCB, c = 2", "Thompson", "ε = 0.1"):
        mean = regrets[name].mean(dim=1)
        pace = float((mean[-1] - mean[-201]) / (mean[399] - mean[199]))
        print(f"  {name:10} {pace:.2f}")
        assert (pace < 0.55) == (name != "ε = 0.1")


with checks.demonstration():
    show_ranking()

# %% [markdown]
# **What one and the same problem is worth.** Suppose that you want to know how far two strategies differ in regret. If both play the same
# bandits, you can subtract run by run; what made a run hard for both cancels. If each plays bandits of its own, it does not cancel.


# %% tags=["demo"]
def show_worth_of_pairs() -> None:
    """Print how well a difference is known on the same and on other bandits."""
    for one, other in (
        ("UCB, c = 2", "optimistic 5"),
        ("Thompson", "UCB, c = 2"),
        ("ε = 0.01", "ε = 0"),
    ):
        difference = final_regrets[other] - final_regrets[one]
        same = float(difference.std()) / math.sqrt(n_runs)
        variance = float(final_regrets[one].var() + final_regrets[other].var())
        own = math.sqrt(variance / n_runs)
        print(f"{other} minus {one}: {difference.mean():.1f}")
        print(f"  standard error {same:.2f} on the same bandits, {own:.2f} on others:")
        print(f"  these take {(own / same) ** 2:.1f} times as many runs")
        assert same < own


with checks.demonstration():
    show_worth_of_pairs()

# %% [markdown]
# What to see: the more alike two strategies behave, the more their luck has in common, and the more of it cancels. For the greedy agent and
# the nearly greedy one that saves most of the runs; for UCB and the optimist, who live very different lives, hardly any. It never costs
# anything, so always do it.
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
# **Predict, then run.** On the testbed after 1000 steps, $\varepsilon = 0.1$ has less regret than $\varepsilon = 0.01$. Which of the two has
# less after 10 000 steps? And how often, at best, does an agent with $\varepsilon = 0.1$ choose the best of ten arms, however long it lives?
# Write your guesses down. The next cell lets both agents live that long, and compares the pace of their regret at the end with `long_run`.
# (It needs Exercises 3, 4 and 7.)


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
            label=f"ε = {epsilon:g}",
            colour=COLOURS[f"ε = {epsilon:g}"],
        )
    axes.set(xlabel="step", ylabel="cumulative regret")
    axes.legend()
    return figure


with checks.demonstration():
    LONG_STEPS, LONG_RUNS = 10_000, 200
    long_testbed = make_testbed(LONG_RUNS, LONG_STEPS, seed=7)
    long_values = long_testbed.true_values[0]  # [n_runs, n_arms]
    long_regrets = {
        epsilon: cumulative_regret(
            play(
                EpsilonGreedy(LONG_RUNS, epsilon, new_generator(4)), long_testbed
            ).actions,
            long_values,
        ).cpu()
        for epsilon in (0.01, 0.1)
    }
    long_figure()
    plt.show()
    for epsilon, regret in long_regrets.items():
        early = float((regret[999] - regret[499]).mean()) / 500
        late = float((regret[-1] - regret[-2001]).mean()) / 2000
        limit = float(np.mean([long_run(row, epsilon)[1] for row in long_values]))
        best_share = long_run(long_values[0], epsilon)[0]
        print(
            f"ε = {epsilon:4}: a step costs {early:.3f} at steps 501 to 1000, "
            f"{late:.3f} at the last 2000,"
        )
        print(
            f"          {limit:.4f} in the long run, with the best arm in "
            f"{100 * best_share:.1f} % of all steps"
        )
        lowest, highest = {0.01: (1.3, 4.0), 0.1: (0.95, 1.1)}[epsilon]
        assert lowest * limit < late < highest * limit
        assert early > 1.05 * late
    behind = long_regrets[0.01].mean(dim=1) > long_regrets[0.1].mean(dim=1)
    crossing = int(behind.nonzero().max()) + 2
    print(f"from step {crossing} on, ε = 0.01 has the smaller regret")
    assert 1000 < crossing < 7000

# %% [markdown]
# What to see: with $\varepsilon = 0.1$ a step costs only a sixth more than in the long run before the thousandth step, and nothing more at
# the end: what is left is the price of exploring, and the line stays straight for ever. Its share of the best arm is then $0.9 + 0.1 / 10$, 91 %, and
# never more. With $\varepsilon = 0.01$ that price is ten times lower, but the agent is still on its way: a step
# costs it about twice as much as in the long run, since it has tried most arms too seldom to know them. Even so, it overtakes the other
# after some four thousand steps. How much exploring is right depends on how long you live.
#
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
    """Return the mean reward of 1000 steps over 300 runs, by strategy and setting."""
    n_few = 300
    few = Testbed(testbed.true_values[:, :n_few], testbed.noise[:, :n_few])

    def mean_reward(strategy: Strategy) -> float:
        return float(play(strategy, few).rewards.mean())

    def draw() -> torch.Generator:
        return new_generator(6)

    def powers_of_two(lowest: int, highest: int) -> list[float]:
        return [2.0**power for power in range(lowest, highest + 1)]

    return {
        "ε = 0.1": {
            epsilon: mean_reward(EpsilonGreedy(n_few, epsilon, draw()))
            for epsilon in powers_of_two(-7, -2)
        },
        "gradient 0.1": {
            step_size: mean_reward(GradientBandit(n_few, step_size, draw()))
            for step_size in powers_of_two(-5, 1)
        },
        "UCB, c = 2": {
            c: mean_reward(Ucb(n_few, c, draw())) for c in powers_of_two(-4, 2)
        },
        "optimistic 5": {
            initial: mean_reward(
                EpsilonGreedy(n_few, 0.0, draw(), initial=initial, step_size=0.1)
            )
            for initial in powers_of_two(-2, 2)
        },
    }


def knobs_figure(study: Mapping[str, Mapping[float, float]]) -> Figure:
    """Draw the mean reward against the setting of each strategy."""
    names = {
        "ε = 0.1": "ε-greedy (knob: ε)",
        "gradient 0.1": "gradient (step size)",
        "UCB, c = 2": "UCB (c)",
        "optimistic 5": "optimistic, α = 0.1 (initial value)",
    }
    figure, axes = plt.subplots(figsize=(9, 3.8))
    for strategy, points in study.items():
        look = plots.look_of(COLOURS[strategy])
        axes.plot(
            list(points), list(points.values()), "o", label=names[strategy], **look
        )
    untuned = float(everybody["Thompson"].rewards[:, :300].mean())
    look = plots.look_of(COLOURS["Thompson"])
    axes.axhline(untuned, label="Thompson (no knob)", **look)
    axes.set_xscale("log", base=2)
    axes.set(xlabel="setting of the knob", ylabel="mean reward of 1000 steps")
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


with checks.demonstration():
    study = knobs()
    knobs_figure(study)
    plt.show()
    best_settings = [
        f"{name} at {max(points, key=lambda knob: points[knob]):g}"
        for name, points in study.items()
    ]
    print("best settings:", "; ".join(best_settings))
    assert max(study["UCB, c = 2"].values()) > max(study["ε = 0.1"].values()) + 0.03

# %% [markdown]
# What to see: each curve is a hill. Too little exploring and too much are both bad, and no strategy is good with *every* setting. The hills
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
    shape = (len(changes) + 1, n_runs, n_arms)
    eras = torch.randn(shape, generator=generator)  # [n_eras, n_runs, n_arms]
    steps = range(1, n_steps + 1)
    era_of_step = torch.tensor(
        [sum(step >= change for change in changes) for step in steps]
    )  # [n_steps]
    noise = torch.randn((n_steps, n_runs), generator=generator)
    return Testbed(eras[era_of_step].to(device), noise.to(device))


def gaps_of(actions: torch.Tensor, testbed: Testbed) -> torch.Tensor:
    """Return what each choice costs, against the best arm of its step.

    Args:
        actions: Chosen arms, shape ``[n_steps, n_runs]``, int64.
        testbed: What they were chosen in.

    Returns:
        Regret of each step, shape ``[n_steps, n_runs]``, float32.
    """
    chosen = testbed.true_values.gather(2, actions[:, :, None]).squeeze(2)
    return testbed.true_values.amax(dim=2) - chosen


# %% [markdown]
# How do the agents from above fare, when the world changes at four of a thousand steps? And somebody who draws arms blindly, with
# $\varepsilon = 1$? (This cell needs Exercises 3, 4 and 7.)


# %% alt="Regret per step over 1000 steps with four changes of the world: sample averages and Thompson sampling fall ever more slowly after each change." tags=["demo"]
def changing_figure(gaps: Mapping[str, torch.Tensor]) -> Figure:
    """Draw the mean regret of each step for several strategies."""
    figure, axes = plt.subplots(figsize=(7.5, 3.6))
    for name, costs in gaps.items():
        mean = plots.moving_average(costs.mean(dim=1).cpu().numpy(), 10)  # [n_steps]
        look = plots.look_of(COLOURS[name])
        axes.plot(np.arange(1, len(mean) + 1), mean, label=name, **look)
    axes.set(xlabel="step", ylabel="regret per step (mean)", ylim=(0, 1.8))
    axes.legend(loc="lower right")
    return figure


def show_ends_of_stretches(gaps: Mapping[str, torch.Tensor]) -> None:
    """Print what a step costs in the last 50 steps before each change."""
    for name in ("ε = 0.1", "Thompson"):
        mean = gaps[name].mean(dim=1)  # [n_steps]
        ends = [float(mean[end - 50 : end].mean()) for end in range(200, 1001, 200)]
        told = ", ".join(f"{end:.2f}" for end in ends)
        print(f"{name}, in the last 50 steps of each stretch: {told}")
        assert ends == sorted(ends)


with checks.demonstration():
    CHANGES = (201, 401, 601, 801)
    changing = make_changing_testbed(1000, N_STEPS, CHANGES, seed=99)
    changing_records = {
        "ε = 0.1": play(EpsilonGreedy(1000, 0.1, new_generator(8)), changing),
        "Thompson": play(Thompson(1000, 0.0, new_generator(8)), changing),
        "blind draws": play(EpsilonGreedy(1000, 1.0, new_generator(8)), changing),
    }
    changing_gaps = {
        name: gaps_of(record.actions, changing)
        for name, record in changing_records.items()
    }
    changing_figure(changing_gaps)
    plt.show()
    late_regrets = {
        name: float(gaps[400:].mean()) for name, gaps in changing_gaps.items()
    }
    told_late = [f"{name} {late:.2f}" for name, late in late_regrets.items()]
    print("regret per step over the last 600 steps:", "; ".join(told_late))
    show_ends_of_stretches(changing_gaps)
    assert late_regrets["Thompson"] < late_regrets["ε = 0.1"]
    assert 0.55 * late_regrets["blind draws"] < late_regrets["Thompson"]
    assert late_regrets["ε = 0.1"] < late_regrets["blind draws"]

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
# own functions of Exercises 3 to 6, and `random_argmax`.
#
# **What it must reach**: in a changing testbed of ten arms, where the values change at four unknown steps in 1000, a mean regret per step
# of **at most 0.7** over the last 600 steps; with five arms, where there is less to search, at most 0.5. Compare that with the numbers
# above.
#
# On the bookkeeping: `generator.device` tells where your tensors should live, and all randomness comes from `generator`. The agent
# is told neither the true values nor the steps of change. The runs are different bandits, and in the hidden test they do not all change at
# the same steps. Two agents know nothing of each other.
#
# <details><summary>Hint</summary>
#
# How fast should it forget? With step size $\alpha$ the estimate is made of roughly the last $1/\alpha$ rewards of that arm. An arm that
# looks bad is only visited when exploring, in a tenth of a tenth of all steps: it cannot afford a small $\alpha$.
#
# </details>


# %% exercise="TirelessAgent" task=5
class TirelessAgent:
    """A bandit agent that never stops learning."""

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
        return epsilon_greedy(self.estimates, 0.1, self.generator)
        # END SOLUTION

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Hear of the rewards of the arms just chosen, both of shape ``[n_runs]``."""
        # BEGIN SOLUTION
        update_estimates(self.estimates, self.counts, actions, rewards, step_size=0.3)
        # END SOLUTION


# %% test="TirelessAgent" points=2
def test_TirelessAgent() -> None:
    world = make_changing_testbed(300, 1000, (201, 401, 601, 801), seed=0)
    payouts = world.true_values + world.noise[:, :, None]
    agent = checks.attempt(TirelessAgent, 300, N_ARMS, new_generator(0))
    actions = checks.pulls(agent, payouts)
    late = float(gaps_of(actions, world)[400:].mean())
    checks.true(
        "a mean regret per step of at most 0.7 over the last 600 steps (yours: "
        f"{late:.2f})",
        late <= 0.7,
        thought="Does it forget?",
    )


# %% hidden="TirelessAgent" points=3
def hidden_TirelessAgent() -> None:
    for n_arms, limit, seed, first in ((10, 0.7, 1, 170), (5, 0.5, 3, 190)):
        # Each tenth of the runs changes at other steps than the rest.
        starts = range(first, first + 200, 20)
        parts = [
            make_changing_testbed(
                30, 1000, (s, s + 250, s + 430, s + 610), seed=seed + s, n_arms=n_arms
            )
            for s in starts
        ]
        world = Testbed(
            torch.cat([part.true_values for part in parts], dim=1),
            torch.cat([part.noise for part in parts], dim=1),
        )
        agent = checks.attempt(TirelessAgent, 300, n_arms, new_generator(seed))
        actions = checks.pulls(agent, world.true_values + world.noise[:, :, None])
        checks.true(
            "regret",
            float(gaps_of(actions, world)[400:].mean()) <= limit + 0.015,
            thought="Does each run keep up when its world changes, at steps that it "
            "does not know, with other bandits and other numbers of arms?",
        )
    few = torch.randn((60, 6, 4), generator=torch.Generator().manual_seed(5))
    checks.draws_only_from_its_generator(
        lambda generator: checks.pulls(
            checks.attempt(TirelessAgent, 6, 4, generator), few
        ),
        kind="torch",
        varies=False,
        thought="Does all randomness come from the generator, and does each new agent "
        "start with nothing known?",
    )
    one, other = (
        checks.attempt(TirelessAgent, 6, 4, torch.Generator().manual_seed(6))
        for _ in range(2)
    )
    checks.equal(
        "two agents",
        checks.pulls(one, few),
        checks.pulls(other, few),
        thought="Does each agent have estimates of its own, not the class?",
    )
    checks.makes_no_generator(
        TirelessAgent, thought="Does all randomness come from the generator?"
    )
    actions, rewards = checks.attempt(one.choose, 60), torch.randn(6)
    with checks.unchanged(actions=actions, rewards=rewards):
        checks.attempt(one.learn, actions, rewards)
    lonely = checks.attempt(TirelessAgent, 1, 2, torch.Generator().manual_seed(7))
    checks.pulls(lonely, few[:, :1, :2])


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
    rewards = torch.tensor([[0.0, 2.0, 7.0], [4.0, 2.0, 9.0]], device=device)
    figure = checks.figure_of(
        learning_curve,
        rewards,
        2,
        "my agent",
        n_axes=1,
        thought="Return a figure with one axes.",
    )
    axes = checks.panels_of(figure)[0]
    checks.labels(axes, x=("step",), y=("reward",), thought="What is on x, what on y?")
    checks.curve(
        "the line",
        axes,
        [1, 2],
        [3, 4],
        name="my agent",
        thought="Steps from 1. Smooth each run, then take the mean over the runs.",
    )
    checks.band(
        "the band",
        axes,
        [1, 2],
        [0.4, 2],
        [6, 6.8],
        thought="From the 10 % to the 90 % quantile of the smoothed runs.",
    )


# %% hidden="learning_curve" points=3
def hidden_learning_curve() -> None:
    def quantile(values: list[float], share: float) -> float:
        """Between two neighbours in the order of size, by how far it is to each."""
        ordered, place = sorted(values), share * (len(values) - 1)
        below = min(int(place), len(values) - 2)
        return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])

    for length, runs, window, seed in (
        (30, 12, 7, 1),
        (8, 8, 1, 2),
        (5, 40, 20, 3),
        (2, 6, 3, 4),
        (25, 3, 25, 5),
        (6, 1, 2, 6),
        (1200, 4, 20, 7),
    ):
        draw = torch.Generator().manual_seed(seed)
        table = torch.randn((length, runs), generator=draw) * 3 + 50 * (seed == 1)
        given = table.to(device)
        with checks.unchanged(rewards=given):
            figure = checks.figure_of(
                learning_curve,
                given,
                window,
                f"agent {seed}",
                n_axes=1,
                thought="Is it one figure with one axes, new at each call?",
            )
        axes = checks.panels_of(figure)[0]
        checks.labels(
            axes,
            x=("step",),
            y=("reward",),
            not_x=("run", "episode", "arm", "update", "second", "s"),
            not_y=("regret", "loss", "value"),
            thought="What is on x and y?",
        )
        rows = [table[max(0, t + 1 - window) : t + 1].tolist() for t in range(length)]
        smooth = [
            [sum(run) / len(part) for run in zip(*part, strict=True)] for part in rows
        ]
        steps = range(1, length + 1)
        checks.curve(
            "the line",
            axes,
            steps,
            [sum(values) / runs for values in smooth],
            name=f"agent {seed}",
            rtol=1e-5,
            atol=1e-4,
            thought="Is each run smoothed over the last `window` steps (fewer at the "
            "start), the mean taken over runs, steps counted from 1, and the line "
            "labelled with the name?",
        )
        if runs > 1:
            low, high = (
                [quantile(values, share) for values in smooth] for share in (0.1, 0.9)
            )
            checks.band(
                "the band",
                axes,
                steps,
                low,
                high,
                rtol=1e-5,
                atol=1e-4,
                thought="Is the band between the 10 % and 90 % quantiles over the runs "
                "(no standard error), of the smoothed rewards?",
            )


# %% [markdown]
# Your agent and your picture at work, beside epsilon-greedy with sample averages. (This cell needs Exercises 3, 4, 10 and 11.)


# %% alt="Two learning curves with the band of four of five runs: after each change the agent of the exercise recovers quickly, sample averages do not." tags=["demo"]
def with_changes(figure: Figure) -> None:
    """Mark the steps at which the world changes."""
    for change in CHANGES:
        figure.axes[0].axvline(change, color="black", linestyle=":", linewidth=1)
    figure.axes[0].set_ylim(-2.2, 3.2)


with checks.demonstration():
    tireless_record = play(TirelessAgent(1000, N_ARMS, new_generator(8)), changing)
    tireless = gaps_of(tireless_record.actions, changing)[400:].mean(dim=0).cpu()
    # The colour that your function takes first is the one that the name has here.
    with plt.rc_context({"axes.prop_cycle": cycler(color=[COLOURS["your agent"]])}):
        with_changes(learning_curve(tireless_record.rewards, 20, "your agent"))
    plt.show()
    with plt.rc_context({"axes.prop_cycle": cycler(color=[COLOURS["ε = 0.1"]])}):
        with_changes(learning_curve(changing_records["ε = 0.1"].rewards, 20, "ε = 0.1"))
    plt.show()
    two_errors = 2 * float(tireless.std()) / math.sqrt(len(tireless))
    print(
        "your agent: regret per step over the last 600 steps "
        f"{tireless.mean():.2f} ± {two_errors:.2f} (2 s.e. over 1000 runs)"
    )
    assert tireless.mean() < 0.7 < 0.9 < late_regrets["ε = 0.1"]

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
# - On the 10-armed testbed, over thousands of runs, the regret after 1000 steps was about 500 for the greedy agent, 330 and 235 for
#   epsilon-greedy with $\varepsilon = 0.01$ and $0.1$, 150 for UCB and 70 for Thompson sampling; asserted above within four standard
#   errors of an independent reference.
# - Epsilon-greedy explores blindly and pays forever; **UCB** tries what might be good; **Thompson sampling** tries what it might believe
#   to be best. All break ties at random.
# - Comparisons deserve trust when everybody plays the same problem, over many runs, with knobs tuned and the spread shown.
#
# **Next**: in Part 4.4 actions have consequences: the state changes, and epsilon-greedy meets Q-learning. Counting and optimism return for
# large worlds in Part 9.1, and the gradient bandit grows up in Part 5.5.
#
# **Further reading**: Lattimore and Szepesvári's *Bandit Algorithms* for the proofs (why no strategy can do better than logarithmic
# regret); Chapelle and Li, *An empirical evaluation of Thompson sampling* (2011), for how it fares when it has to choose advertisements.
