# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.4: Double and dueling DQN"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# Ask ten people to guess the weight of an ox, and believe the highest guess. You will come out too high, even if each of the ten is
# right on average. DQN does just that, at every update: its target takes the **largest** of several noisy estimates, and takes it at
# its word.
#
# This part is about two changes of a few lines each. *Double DQN* asks one network which action is best, and another what that action is
# worth. The *dueling* network has one stream for how good the state is, and one for what the choice of the action adds. Both are in
# nearly every value-based agent since. **What do they change, by how much, and can we measure it?** Then a spacecraft has to be landed,
# with and without them.
#
# **After this part you can**
#
# - say why a maximum over estimates is too high, measure by how much, and write the target of double DQN;
# - say what double DQN cannot fix, and show it in a world whose exact values are known;
# - build a dueling network in which the two streams mean what their names say;
# - train an agent on LunarLander-v3 to a mean return of 200, and confirm it twice;
# - compare three agents over several seeds, and look at what happens after they have reached 200, and to those that never do.
#
# **Builds on** 5.2 (DQN), 4.6 (exact values by dynamic programming), 4.5 (returns).
#
# **Time** about 40 minutes to read, 210 to work.
#
# **Sources.** van Hasselt, *Double Q-learning* (2010). van Hasselt, Guez and Silver, *Deep reinforcement learning with double Q-learning*
# (2016). Wang et al., *Dueling network architectures for deep reinforcement learning* (2016). Sutton and Barto, *Reinforcement Learning*
# (2nd edition), section 6.7.

# %%
import copy
import itertools
import math
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, records, seeding
from rlcourse.agents import buffers, checkpoints, dqn, evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import animations, controls, live, plots
from torch import Tensor, nn
from torch.nn import functional

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
seeding.seed_everything(54)
plots.use_style()

# %% [markdown]
# ## The maximum is an optimist
#
# Suppose that all $n$ actions of a state are worth the same, $q(s, a) = 0$, and that we have an estimate of each, $Q_a = q(s, a) + e_a$,
# with independent errors of mean zero. Each estimate is right on average. Their maximum is not:
#
# $$\mathbb{E}\bigl[\max_a Q_a\bigr] \;\ge\; \max_a \mathbb{E}[Q_a] = 0,$$
#
# because the maximum picks whichever error happens to be the largest. For two normal errors of standard deviation 1 it is $1/\sqrt{\pi}
# \approx 0.56$ too high. In general the density of the largest of $n$ is $n\,\varphi(x)\,\Phi(x)^{n-1}$ ($\varphi$ and $\Phi$ are the
# density and the distribution function of one error), and its mean is an integral that a computer does in no time. Move the slider: the
# more actions there are to choose from, the farther right the curve.


# %% tags=["demo"] alt="Density of the estimate of one action, centred at 0, and of the largest of 16 estimates, which is narrower and centred at 1.77."
def density_of_maximum(x: NDArray[np.float64], n_actions: int) -> NDArray[np.float64]:
    """Density at ``x`` of the largest of ``n_actions`` independent standard normal
    numbers; shape as ``x``.
    """
    normal = NormalDist()
    below = np.array([normal.cdf(value) for value in x.tolist()])
    return (
        n_actions
        * np.exp(-(x**2) / 2)
        / math.sqrt(2 * math.pi)
        * below ** (n_actions - 1)
    )


def mean_of_maximum(n_actions: int) -> float:
    """Mean of the largest of ``n_actions`` independent standard normal numbers, by
    numerical integration.
    """
    x = np.linspace(-8.0, 8.0, 4001)
    return float((x * density_of_maximum(x, n_actions)).sum() * (x[1] - x[0]))


def draw_maximum(n_actions: int) -> Figure:
    """The density of one estimate, and that of the largest of several."""
    x = np.linspace(-3.5, 4.5, 301)
    figure, axes = plt.subplots()
    axes.plot(x, density_of_maximum(x, 1), label="the estimate of one action")
    axes.plot(x, density_of_maximum(x, n_actions), label=f"the largest of {n_actions}")
    axes.axvline(
        mean_of_maximum(n_actions),
        color="0.4",
        linewidth=1,
        linestyle=":",
        label=f"its mean, {mean_of_maximum(n_actions):.2f}",
    )
    axes.set(
        xlabel="estimated value (the true one is 0)",
        ylabel="probability density",
        ylim=(0, 0.95),
    )
    axes.legend(loc="upper left")
    return figure


controls.interactive_figure(
    draw_maximum, n_actions=controls.slider(2, 30, 1, 16, "number of actions")
)


# %% tags=["demo", "nbval-check-output"]
def print_bias_of_maximum() -> None:
    """Print by how much the maximum is too high, for four numbers of actions."""
    for n_actions in (1, 2, 4, 16):
        print(
            f"{n_actions:>2} actions, errors of standard deviation 1: their maximum "
            f"is {mean_of_maximum(n_actions):.3f} too high on average"
        )
    assert abs(mean_of_maximum(2) - 1 / math.sqrt(math.pi)) < 1e-6


print_bias_of_maximum()

# %% [markdown]
# The remedy is to ask two estimators that know nothing of each other. The first says *which* action is best, the second says *what it
# is worth*:
#
# $$Q^{\text{second}}_{a^*}, \qquad a^* = \arg\max_a Q^{\text{first}}_a.$$
#
# The error of the second does not know that $a^*$ was picked, so it does not lean to either side: on average we get the true value of
# $a^*$. (Exercise 1 shows what that means where $a^*$ is sometimes the wrong action.)
#
# ### From estimates to targets
#
# Write $Q(s, a; \theta)$ for the Q-network and $\theta^-$ for the weights of the slow target network. The targets of 5.2, here with the
# sum of $n$ rewards, $R_i$, before they bootstrap, are
#
# $$y_i^{\text{DQN}} = R_i + \gamma^{n_i} (1 - d_i)\, \max_{a} Q(S_i', a; \theta^-)
#  = R_i + \gamma^{n_i} (1 - d_i)\, Q\bigl(S_i', \arg\max_a Q(S_i', a; \theta^-); \theta^-\bigr).$$
#
# Written like this, on the right, it is plain to see that the same weights choose and judge. Double DQN lets the Q-network choose:
#
# $$y_i^{\text{double}} = R_i + \gamma^{n_i} (1 - d_i)\, Q\bigl(S_i', \arg\max_a Q(S_i', a; \theta); \theta^-\bigr).$$
#
# It costs one more forward pass and no new network. But are the two independent? $\theta^-$ is an *older* $\theta$. Keep
# this question in mind.
#
# ### The dueling network
#
# In many states the choice of the action hardly matters: high above the ground, one short burn of an engine more or less is soon mended.
# The *advantage* says how much better an action is than the others, $q(s, a) = v(s) + a(s, a)$. A dueling network computes the two parts
# in two streams, $V(s)$, one number, and $A(s, \cdot)$, a number for each action, and joins them:
#
# $$Q(s, a) = V(s) + A(s, a) - \frac{1}{|\mathcal{A}|} \sum_b A(s, b).$$
#
# What the mean is there for is exercise 2.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $R_i$ | discounted sum of $n_i$ rewards | `rewards` | `[batch]`, float32 |
# | $n_i$ | number of steps between $S_i$ and $S_i'$ | `n_rewards` | `[batch]`, float32 |
# | $d_i$ | 1 where the episode terminated on the way | `terminated` | `[batch]`, float32 |
# | $Q(S_i', \cdot\,; \theta)$ | values by the Q-network: they choose | `online_next_values` | `[batch, n_actions]`, float32 |
# | $Q(S_i', \cdot\,; \theta^-)$ | values by the target network: they judge | `target_next_values` | `[batch, n_actions]`, float32 |
# | $y_i$ | target, a constant | `targets` | `[batch]`, float32 |
# | $V(s)$ | value stream | `values` | `[batch, 1]`, float32 |
# | $A(s, \cdot)$ | advantage stream | `advantages` | `[batch, n_actions]`, float32 |
#
# ## Exercise 1: double DQN
#
# ### 1a. Measure the bias
#
# *Easy, about 15 minutes.* You are given many trials. In each, two independent estimators have guessed the value of every action.
# Compute two biases, each a mean over the trials, less the true value of the best action:
#
# - of the **single** estimator: the largest guess of the first;
# - of the **double** estimator: the second's guess for the action that the first likes best (no two of its guesses are equal).
#
# Two trials, two actions, both truly worth 0. The first guesses $[1, 3]$ and $[2, -2]$, the second $[4, -1]$ and $[3, 5]$. The single
# estimator says 3 and 2: a bias of $2.5$. The double says $-1$ (action 1 by the second) and $3$: a bias of $1$.
#
# <details><summary>Hint</summary>
#
# `first.argmax(axis=1)` gives one action for each trial. `second[np.arange(len(second)), actions]` picks one entry from each row.
#
# </details>


# %% exercise="estimator_biases" task=1
def estimator_biases(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    true_values: NDArray[np.float64],
) -> tuple[float, float]:
    """Measure how far off the single and the double estimator of the largest value are,
    on average.

    Args:
        first: Guesses of the first estimator, shape ``[n_trials, n_actions]``.
        second: Guesses of the second estimator, of the same shape.
        true_values: What the actions are truly worth, shape ``[n_actions]``.

    Returns:
        Bias of the single estimator, which uses ``first`` alone, and bias of the double
        estimator.

    Source:
        van Hasselt (2010), sections 2 and 3.
    """
    # BEGIN SOLUTION
    chosen = first.argmax(axis=1)  # [n_trials]
    judged = second[np.arange(len(second)), chosen]
    best = true_values.max()
    return float(first.max(axis=1).mean() - best), float(judged.mean() - best)
    # END SOLUTION


# %% test="estimator_biases" points=1
def test_estimator_biases() -> None:
    first = np.array([[1.0, 3.0], [2.0, -2.0]])
    second = np.array([[4.0, -1.0], [3.0, 5.0]])
    biases = checks.attempt(estimator_biases, first, second, np.array([0.5, -1.0]))
    biases = checks.instance(
        "the result", biases, tuple, thought="Two numbers: single, then double."
    )
    for bias in biases:
        checks.number("a bias", bias, thought="A plain number, the mean over trials.")
    checks.close(
        "the two biases",
        biases,
        [2.0, 0.5],
        thought=(
            "The first says 3 and 2. The second, asked for the same actions, says "
            "-1 and 3. The best action is truly worth 0.5."
        ),
    )


# %% hidden="estimator_biases" points=2
def hidden_estimator_biases() -> None:
    rng = np.random.default_rng(541)
    sizes = [(1, 1), (1, 4), (3, 3), (2, 7), (50, 2), (400, 16), (9, 5), (30, 40)]
    for number, (n_trials, n_actions) in enumerate(sizes):
        scale = [1.0, 1e-5, 1e5][number % 3]
        true = scale * (rng.normal(size=n_actions) * 3 - 5)
        noise = scale * rng.normal(size=(2, n_actions, n_trials))
        first, second = (true + errors.T for errors in noise)  # their rows lie apart
        expected_single = expected_double = 0.0
        for row, other in zip(first.tolist(), second.tolist(), strict=True):
            best = max(range(n_actions), key=row.__getitem__)
            expected_single += (row[best] - max(true.tolist())) / n_trials
            expected_double += (other[best] - max(true.tolist())) / n_trials
        with checks.unchanged(first=first, second=second, true_values=true):
            biases = checks.attempt(estimator_biases, first, second, true)
        biases = checks.instance(
            "the result", biases, tuple, thought="A tuple of two numbers?"
        )
        for bias in biases:
            checks.number("a bias", bias, thought="A plain number?")
        checks.close(
            "the two biases",
            biases,
            [expected_single, expected_double],
            rtol=1e-9,
            atol=1e-10 * scale,
            thought=(
                "Who chooses, who judges, and is it compared with what the truly best "
                "action is worth?"
            ),
        )


# %% [markdown]
# With your function: 200,000 trials with errors of standard deviation 1. In the upper rows all actions are worth the same, in the lower
# ones action 0 is better than the rest.


# %% tags=["demo"]
def print_biases() -> None:
    """Print the biases of both estimators for equal and for unequal actions."""
    rng = np.random.default_rng(1)
    print(
        "actions    lead of the best    single estimator    by the formula    double "
        "estimator"
    )
    for n_actions, lead in [
        (2, 0.0),
        (4, 0.0),
        (16, 0.0),
        (4, 0.5),
        (4, 1.0),
        (4, 3.0),
    ]:
        true = np.where(np.arange(n_actions) == 0, lead, 0.0)
        first, second = (true + rng.normal(size=(200_000, n_actions)) for _ in range(2))
        single, double = estimator_biases(first, second, true)
        formula = f"{mean_of_maximum(n_actions):+.2f}" if lead == 0 else ""
        print(
            f"{n_actions:>7}{lead:>20.1f}{single:>+20.2f}{formula:>18}{double:>+20.2f}"
        )
        assert single > 0.02
        assert abs(double) < 0.02 if lead == 0 else double < -0.1
        assert lead > 0 or abs(single - mean_of_maximum(n_actions)) < 0.02


with checks.demonstration():
    print_biases()

# %% [markdown]
# Note two things. The single estimator is too high everywhere, most where the actions are alike and many. And the double estimator is not
# simply right: where one action is better than the rest, it comes out **too low**, since it sometimes picks a worse action and then
# honestly reports what that one is worth. Where the lead is as large as the errors, it is as far off as the single estimator, to the other
# side. What it does cure is the case at the top: many actions, much alike.
#
# ### What bootstrapping makes of it
#
# A small bias would be harmless if it stayed where it is. But the target of one state is made of the estimates of the next, whose targets
# were made of those of the state after it ... Think of a world in which nothing matters: every reward has mean 0, no episode ends, all actions are
# alike, every true value is 0. Say that in each state the maximum over the actions exceeds their mean by $b$, on average, and let $m$ be
# the mean of all Q-values. A target is $\gamma$ times a maximum, and once learning has come to rest, Q-values equal their targets on
# average: $m = \gamma\,(m + b)$. Solved for $m$, that is $\gamma b / (1 - \gamma)$:


# %%
def settled_overestimate(excess: float, gamma: float) -> float:
    """Return the mean Q-value at which learning settles in a world where every true
    value is 0.

    Args:
        excess: By how much the maximum over the actions exceeds their mean in each
            state, on average.
        gamma: Discount, in ``[0, 1)``.
    """
    return gamma * excess / (1.0 - gamma)


# %% tags=["demo", "nbval-check-output"]
def print_settled_levels() -> None:
    """Print to what an excess at each step grows, for three discounts."""
    for gamma in (0.5, 0.9, 0.99):
        level = settled_overestimate(mean_of_maximum(4), gamma)
        print(
            f"discount {gamma}: an excess of {mean_of_maximum(4):.2f} at each step "
            f"grows to {level:6.1f}"
        )


print_settled_levels()

# %% [markdown]
# With a discount of 0.99, one unit of noise becomes nearly a hundred units of nonsense. Whether that does harm is another question: if all
# values were too high by the same amount, the best action would still be the best. It does harm where noise is larger in some states than
# in others, since the agent is then drawn to what it knows least.
#
# ### 1b. The target of double DQN
#
# *Medium, about 20 minutes.* The formula for $y_i^{\text{double}}$ from above, for a batch. You are given the values of both networks for
# the next observations. Each row has its own number of rewards, `n_rewards`, and hence its own power of $\gamma$. The result is a
# constant: it requires no gradient, even where the values do.
#
# With $\gamma = 0.9$, a reward of 1, and online values $[3, 10]$, target values $[9, 6]$: the Q-network likes action 1, the target network
# gives it 6 (never mind its own favourite). So the target is $1 + 0.9 \cdot 6 = 6.4$ after one reward, and $1 + 0.81 \cdot 6 = 5.86$ after
# two. If the episode terminated, it is 1.
#
# <details><summary>Hint</summary>
#
# `chosen = online_next_values.argmax(dim=1, keepdim=True)` has shape `[batch, 1]`, and `target_next_values.gather(1, chosen)` picks by it.
# Bring the result to `[batch]` before you add it to anything.
#
# </details>


# %% exercise="double_targets" task=1 forbid="rlcourse.agents.dqn"
def double_targets(
    rewards: Tensor,
    online_next_values: Tensor,
    target_next_values: Tensor,
    terminated: Tensor,
    n_rewards: Tensor,
    gamma: float,
) -> Tensor:
    """Return the targets of double DQN.

    Args:
        rewards: Discounted sum of the rewards of each transition, shape ``[batch]``,
            float32.
        online_next_values: The Q-network's values for the next observations, shape
            ``[batch, n_actions]``, float32; no two in a row are equal.
        target_next_values: The target network's values for them, of the same shape.
        terminated: 1 where the episode ended for good, else 0; shape ``[batch]``,
            float32.
        n_rewards: Number of steps from an observation to the next one, shape
            ``[batch]``, float32.
        gamma: Discount of one step, in ``[0, 1]``.

    Returns:
        The targets, shape ``[batch]``, float32, not connected to any gradient. (Of the
        arguments only the values may require one.)

    Source:
        van Hasselt, Guez and Silver (2016), section "Double DQN".
    """
    # BEGIN SOLUTION
    chosen = online_next_values.argmax(dim=1, keepdim=True)  # [batch, 1]
    judged = target_next_values.detach().gather(1, chosen).squeeze(1)  # [batch]
    return rewards + gamma**n_rewards * (1.0 - terminated) * judged
    # END SOLUTION


# %% test="double_targets" points=1
def test_double_targets() -> None:
    online = torch.tensor([[3.0, 10.0]] * 3, device=device, requires_grad=True)
    slow = torch.tensor([[9.0, 6.0]] * 3, device=device, requires_grad=True)
    flags = [
        torch.tensor(numbers, device=device)
        for numbers in ([1.0, 1.0, 1.0], [0.0, 0.0, 1.0], [1.0, 2.0, 1.0])
    ]
    targets = checks.attempt(
        double_targets, flags[0], online, slow, flags[1], flags[2], 0.9
    )
    checks.tensor(
        "the targets", targets, shape=(3,), thought="One target for each transition."
    )
    checks.close(
        "the targets",
        targets,
        [6.4, 5.86, 1.0],
        thought=(
            "Online chooses, target judges; gamma to the power of n; nothing after an "
            "end."
        ),
    )
    checks.true(
        "targets without a gradient",
        not targets.requires_grad,
        thought="The targets are constants: detach them.",
    )


# %% hidden="double_targets" points=3
def hidden_double_targets() -> None:
    generator = torch.Generator().manual_seed(543)
    sizes = [(1, 1), (1, 5), (2, 2), (4, 4), (64, 3), (5, 20)]
    for number, (n_batch, n_actions) in enumerate(sizes):
        scale = [1.0, 1e-4, 1e4][number % 3]
        for gamma in (0.0, 0.6, 0.99, 1.0):
            rewards = scale * torch.randn(n_batch, generator=generator)
            online, slow = (  # their rows lie apart
                (scale * (torch.randn(n_actions, n_batch, generator=generator) - 1.5)).T
                * 8
                for _ in range(2)
            )
            terminated = (torch.rand(n_batch, generator=generator) < 0.3).float()
            n_rewards = torch.randint(1, 41, (n_batch,), generator=generator).float()
            expected_targets = []
            for i in range(n_batch):
                liked = max(range(n_actions), key=online[i].tolist().__getitem__)
                future = (
                    0.0
                    if terminated[i]
                    else gamma ** int(n_rewards[i]) * slow[i, liked].item()
                )
                expected_targets.append(rewards[i].item() + future)
            given = [
                tensor.to(device)
                for tensor in (rewards, online, slow, terminated, n_rewards)
            ]
            given[1].requires_grad_()
            given[2].requires_grad_()
            with checks.unchanged(
                rewards=given[0],
                online=given[1],
                target=given[2],
                terminated=given[3],
                n_rewards=given[4],
            ):
                targets = checks.attempt(
                    double_targets,
                    given[0],
                    given[1],
                    given[2],
                    given[3],
                    given[4],
                    gamma,
                )
            checks.tensor(
                "the targets",
                targets,
                shape=(n_batch,),
                dtype=torch.float32,
                thought="One target for each transition, in float32?",
            )
            checks.close(
                "the targets",
                targets,
                expected_targets,
                rtol=1e-4,
                atol=1e-5 * scale,
                thought=(
                    "For each row: whose favourite, whose value, which power of gamma, "
                    "and what if the episode has ended?"
                ),
            )
            checks.true(
                "targets without a gradient",
                not targets.requires_grad,
                thought="Does a gradient leak through the targets?",
            )
            kept = given[1].requires_grad and given[2].requires_grad
            checks.true(
                "values that still can have a gradient",
                kept,
                thought="Whose tensors are they that you detach?",
            )
    ones, values = torch.ones(3), torch.ones(3, 2)
    given = ones, values, 2 * values, 0 * ones, ones.clone(), 0.9
    checks.true(
        "the result is new",
        checks.returns_new_tensors(double_targets, *given),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )
    checks.true(
        "targets of which a loss can be made",
        checks.returns_constants(double_targets, *given),
        thought="Constants, but such that a loss can be made of them?",
    )


# %% [markdown]
# The library's `dqn.td_targets` computes the same from a batch and the two networks. Once both have seen the same batch, they have to
# agree. With the target network in both places your function gives the targets of plain DQN:


# %% tags=["demo"]
def compare_with_library_targets() -> None:
    """Hold the answer against the library's targets, double and plain."""
    generator = torch.Generator().manual_seed(7)
    batch = buffers.Batch(
        observations=torch.randn(32, 8, generator=generator).to(device),
        actions=torch.randint(4, (32,), generator=generator).to(device),
        rewards=torch.randn(32, generator=generator).to(device),
        next_observations=torch.randn(32, 8, generator=generator).to(device),
        terminated=(torch.rand(32, generator=generator) < 0.3).float().to(device),
        n_rewards=torch.randint(1, 4, (32,), generator=generator).float().to(device),
    )
    fast, slow = (networks.mlp(8, (64, 64), 4).to(device) for _ in range(2))
    online_values, slow_values = (
        fast(batch.next_observations),
        slow(batch.next_observations),
    )
    mine = double_targets(
        batch.rewards,
        online_values,
        slow_values,
        batch.terminated,
        batch.n_rewards,
        0.99,
    )
    mine_plain = double_targets(
        batch.rewards,
        slow_values,
        slow_values,
        batch.terminated,
        batch.n_rewards,
        0.99,
    )
    assert torch.allclose(
        mine, dqn.td_targets(slow, batch, 0.99, chooser=fast), atol=1e-5
    )
    assert torch.allclose(mine_plain, dqn.td_targets(slow, batch, 0.99), atol=1e-5)
    higher, equal = (
        int((mine_plain > mine + 1e-6).sum()),
        int(((mine_plain - mine).abs() <= 1e-6).sum()),
    )
    print(
        f"of 32 targets, plain DQN's is higher for {higher}, equal for {equal}, and "
        f"lower for {32 - higher - equal}"
    )
    assert higher + equal == 32


with checks.demonstration():
    compare_with_library_targets()

# %% [markdown]
# (Never lower: whatever the Q-network chooses, the target network's own favourite has at least that value.)
#
# ### How much does it remove? A world with known values
#
# The world: nine cells, three by three. The agent moves up, right, down or left, and to make the maximum's life easy there are *four
# buttons* for each direction, 16 actions, of which it has to find out that they do the same. A step pays $+10$ or $-12$, at the toss of a
# coin, $-1$ on average. In the cell at the top right any action pays 5 and ends the episode. (Without the buttons, this is the world of
# van Hasselt's paper of 2010.) The exact values follow by value iteration, since we know the world:


# %% tags=["demo"]
n_cells, n_buttons, goal_cell, grid_gamma = 9, 16, 2, 0.95


def moves() -> NDArray[np.int64]:
    """The cell that each button leads to, shape ``[n_cells, n_buttons]``."""
    following = np.zeros((n_cells, n_buttons), dtype=np.int64)
    for cell, button in np.ndindex(n_cells, n_buttons):
        row_step, column_step = plots.CLIFF_ARROWS[button % 4]
        row, column = (
            min(max(cell // 3 + row_step, 0), 2),
            min(max(cell % 3 + column_step, 0), 2),
        )
        following[cell, button] = 3 * row + column
    return following


def exact_values() -> NDArray[np.float64]:
    """The largest true value in each cell, by value iteration, shape ``[n_cells]``."""
    values = np.zeros(n_cells)
    for _ in range(500):
        action_values = -1.0 + grid_gamma * values[moves()]  # [n_cells, n_buttons]
        action_values[goal_cell] = 5.0
        values = action_values.max(axis=1)
    return values


print("exact values of the nine cells:")
print(exact_values().reshape(3, 3).round(2))
assert abs(exact_values()[goal_cell] - 5.0) < 1e-9

# %% [markdown]
# The agents are networks that see the cell as nine numbers, one of them 1. For each update they get 16 transitions of random cells and
# buttons, so that exploration plays no part. Twelve agents learn side by side (5.2), each with its own weights and its own data. Every
# target is computed by *your* function; only its second argument differs:
#
# - **DQN**: the target network chooses, and judges.
# - **double DQN**: the agent's Q-network chooses, its target network judges.
# - **independent**: the Q-network of *another* agent chooses, one that has learned from other data. This is the double estimator as the
#   theory wants it. It costs a second agent.
#
# And we do all this twice: with **fresh** coin tosses in every batch, and with a **replay buffer** of 4,000 transitions that were
# collected once.


# %% tags=["demo"]
def grid_errors(n_stored: int | None, seed: int) -> dict[str, NDArray[np.float64]]:
    """Train on the grid and return how far the estimates are off, ``max_a Q(s, a) -
    max_a q(s, a)``, as a mean over the cells.

    Args:
        n_stored: Number of transitions in each agent's replay buffer, ``None`` for
            fresh ones in every batch.
        seed: Seeds weights and data.

    Returns:
        For each of ``choosers`` a row for each agent and a column for every 100
        updates, shape ``[n_agents, n_grid_updates / 100]``.
    """
    rng, n = np.random.default_rng(seed), n_agents
    torch.manual_seed(seed)
    network, slow = (
        networks.Members(3 * n, n_cells, (32,), n_buttons).to(device) for _ in range(2)
    )  # three groups side by side
    slow.load_state_dict(network.state_dict())
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01, fused=True)
    cells = torch.eye(n_cells, device=device)
    everywhere = cells.expand(3 * n, n_cells, n_cells)
    following, truth = moves(), exact_values()

    def toss(n_tosses: int) -> list[NDArray[np.int64]]:
        """Random cells, buttons and coins for each agent, shape ``[3 n_agents,
        n_tosses]`` each.
        """
        cells, buttons, sides = (
            rng.integers(n_sides, size=(3 * n, n_tosses))
            for n_sides in (n_cells, n_buttons, 2)
        )
        return [cells, buttons, np.where(sides == 1, 10, -12)]

    stored = toss(n_stored or 1)
    errors: list[NDArray[np.float64]] = []
    for update in range(1, n_grid_updates + 1):
        if n_stored is None:
            states, buttons, coins = toss(16)
        else:
            drawn = rng.integers(n_stored, size=(3 * n, 16))
            states, buttons, coins = (
                np.take_along_axis(column, drawn, axis=1) for column in stored
            )
        ended = states == goal_cell
        rewards = (
            torch.from_numpy(np.where(ended, 5.0, coins).astype(np.float32))
            .to(device)
            .flatten()
        )
        terminated = torch.from_numpy(ended.astype(np.float32)).to(device).flatten()
        after = (
            torch.from_numpy(following[states, buttons])
            .to(device)[..., None]
            .expand(-1, -1, n_buttons)
        )
        with torch.no_grad():
            judging = slow(everywhere).gather(1, after)  # [3 n_agents, 16, n_buttons]
            online = network(everywhere)
            # in the last group, each agent asks its neighbour
            online[2 * n :] = online[2 * n :].roll(1, 0)
            choosing = torch.cat([judging[:n], online[n:].gather(1, after[n:])])
        targets = double_targets(
            rewards,
            choosing.flatten(0, 1),
            judging.flatten(0, 1),
            terminated,
            torch.ones_like(rewards),
            grid_gamma,
        ).view(3 * n, 16)
        values = (
            network(cells[torch.from_numpy(states).to(device)])
            .gather(2, torch.from_numpy(buttons).to(device)[..., None])
            .squeeze(2)
        )
        loss = (
            functional.mse_loss(values, targets, reduction="none").mean(dim=1).sum()
        )  # each agent as if it were alone
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if update % target_copy_every == 0:
            slow.load_state_dict(network.state_dict())
        if update % 100 == 0:
            with torch.no_grad():
                errors.append(
                    (network(everywhere).amax(dim=2).cpu().numpy() - truth).mean(axis=1)
                )
    curves = np.stack(errors, axis=1)
    return {
        chooser: curves[group * n : (group + 1) * n]
        for group, chooser in enumerate(choosers)
    }


with checks.demonstration():
    n_agents, n_grid_updates, target_copy_every = (
        12,
        budgets.pick(short=3_500, long=6_000),
        100,
    )
    choosers = ("DQN", "double DQN", "independent")

    grid_runs = {
        (n_stored, name): errors
        for n_stored in (None, 4_000)
        for name, errors in grid_errors(n_stored, seed=3).items()
    }


# %% tags=["demo"] alt="Two panels of the error against the updates, with fresh experience and with a replay buffer. In both, DQN comes out highest, double DQN below it, and an independent chooser near 0; with the buffer the errors are many times larger."
def draw_grid_errors() -> None:
    """Draw how far the estimates are off during training."""
    _, panels = plt.subplots(1, 2, figsize=(9.0, 3.6))
    updates = 100 * np.arange(1, n_grid_updates // 100 + 1)
    for axes, n_stored, title in zip(
        panels,
        (None, 4_000),
        ("fresh experience", "a replay buffer of 4,000"),
        strict=True,
    ):
        for chooser, colour in zip(choosers, plots.PALETTE, strict=False):
            plots.curve_with_interval(
                axes,
                updates,
                grid_runs[n_stored, chooser],
                label=chooser,
                colour=colour,
            )
        axes.axhline(0.0, color="0.4", linewidth=0.8, linestyle="-")
        axes.set(xlabel="updates", ylabel="estimate less exact value", title=title)
    panels[0].legend(title="who chooses?")
    plt.show()


with checks.demonstration():
    draw_grid_errors()


# %% tags=["demo"]
def print_grid_errors() -> dict[int | None, float]:
    """Print the errors at the end of training, and return the share of DQN's that
    double DQN removes, by the size of the buffer.
    """
    late = {
        key: errors[:, -5:].mean(axis=1) for key, errors in grid_runs.items()
    }  # each [n_agents]
    print(
        f"mean over the nine cells and the last 500 of {n_grid_updates} updates, with "
        f"the 95 % interval over {n_agents} agents"
    )
    for (n_stored, chooser), errors in late.items():
        [low], [high] = plots.mean_interval(errors[:, None])
        print(
            f"  {'replay' if n_stored else 'fresh ':<8}{chooser:<12}"
            f"{errors.mean():>+7.1f}   ({low:+.1f} to {high:+.1f})"
        )
    means = {key: float(errors.mean()) for key, errors in late.items()}
    shares = {n: 1 - means[n, "double DQN"] / means[n, "DQN"] for n in (None, 4_000)}
    print(
        f"share of the overestimation that double DQN removes: {shares[None]:.0%} "
        f"with fresh experience, {shares[4_000]:.0%} with replay"
    )
    assert means[None, "DQN"] > max(1.5 * means[None, "double DQN"], 1.0)
    assert abs(means[None, "independent"]) < 0.5 * means[None, "DQN"]
    assert means[4_000, "DQN"] > 1.2 * means[4_000, "double DQN"]
    assert means[4_000, "double DQN"] > 3 * means[4_000, "independent"]
    assert means[4_000, "DQN"] > 3 * means[None, "DQN"]
    return shares


with checks.demonstration():
    removed = print_grid_errors()

# %% [markdown]
# Read it slowly, for this is the heart of the matter. (True values lie between 0.4 and 5. The curves begin below zero because untrained
# networks do: they have not heard of the goal yet.)
#
# With **fresh experience**, double DQN removes about half of the overestimation. The noise is that of the latest batches; the target
# network is up to 100 updates older and remembers other batches, so the two are partly independent.
#
# With a **replay buffer**, the overestimation is more than ten times as large. Double DQN removes a good part of it again, and what it
# leaves is far more than plain DQN had with fresh experience. Some buttons were lucky when the buffer was filled (each cell and button has
# about 28 coins), and *both* networks have learned the same luck from the same buffer: chooser and judge err together. An independent
# agent, with a buffer of its own, removes nearly all of it, in both panels.
#
# So double DQN mends what chooser and judge do **not** share, and no more. How large that part is depends on the problem, on how old the
# target network is, and on the buffer: it is to be measured each time, as we shall do with the spacecraft below.

# %% [markdown]
# ## Exercise 2: a dueling network
#
# ### 2a. Join the streams
#
# *Easy, about 15 minutes.* Write $Q(s, a) = V(s) + A(s, a) - \frac{1}{|\mathcal{A}|} \sum_b A(s, b)$ for a batch.
#
# Why the mean? Without it, $V = 5$ with $A = [1, 3]$ and $V = 2$ with $A = [4, 6]$ give the same $Q = [6, 8]$: from $Q$ nobody, and no
# gradient either, can tell what $V$ is. Such parameters are called *not identifiable*. With the mean, each row of advantages counts only
# through its differences, and $V(s)$ is the mean of the row's Q-values.
#
# $V = 5$ and $A = [1, 3]$ give $Q = [4, 6]$. $A = [101, 103]$ gives the same.
#
# <details><summary>Hint</summary>
#
# Each row has its own mean. Which axis do you average over, and which shape must the means have, so that they broadcast over the
# actions? (`keepdim=True` keeps an axis of length 1.)
#
# </details>


# %% exercise="join_streams" task=2 forbid="rlcourse.agents.networks"
def join_streams(values: Tensor, advantages: Tensor) -> Tensor:
    """Join the two streams of a dueling network to action values.

    Args:
        values: The value of each state, shape ``[batch, 1]``, float32.
        advantages: Shape ``[batch, n_actions]``, float32.

    Returns:
        Action values, shape ``[batch, n_actions]``; gradients flow to both arguments,
        through the mean too.

    Source:
        Wang et al. (2016), equation 9.
    """
    # BEGIN SOLUTION
    return values + advantages - advantages.mean(dim=1, keepdim=True)
    # END SOLUTION


# %% test="join_streams" points=1
def test_join_streams() -> None:
    values, advantages = (
        torch.tensor([[5.0], [0.0], [1.0]], device=device),
        torch.tensor([[1.0, 3.0], [101.0, 103.0], [4.0, 0.0]], device=device),
    )
    joined = checks.attempt(join_streams, values, advantages)
    checks.tensor(
        "the result",
        joined,
        shape=(3, 2),
        thought="A value for each action, in each row.",
    )
    checks.close(
        "the result",
        joined,
        [[4.0, 6.0], [-1.0, 1.0], [3.0, -1.0]],
        rtol=1e-4,
        atol=1e-4,
        thought="V, plus how far each advantage is from its row's mean.",
    )


# %% hidden="join_streams" points=2
def hidden_join_streams() -> None:
    generator = torch.Generator().manual_seed(545)
    sizes = [(1, 1), (1, 4), (2, 2), (4, 4), (3, 18), (32, 5)]
    for number, (n_batch, n_actions) in enumerate(sizes):
        scale = [1.0, 1e-4, 1e4][number % 3]
        values = scale * torch.randn(n_batch, 1, generator=generator) * 5
        advantages = torch.randn(n_actions, n_batch, generator=generator).T
        advantages = scale * (advantages * 3 + 7)  # its rows lie apart
        expected_rows = []
        for value, row in zip(values[:, 0].tolist(), advantages.tolist(), strict=True):
            expected_rows.append(
                [value + advantage - math.fsum(row) / len(row) for advantage in row]
            )
        given = [
            values.to(device).requires_grad_(),
            advantages.to(device).requires_grad_(),
        ]
        with checks.unchanged(values=given[0], advantages=given[1]):
            joined = checks.attempt(join_streams, given[0], given[1])
        checks.tensor(
            "the result",
            joined,
            shape=(n_batch, n_actions),
            dtype=torch.float32,
            thought="Which shapes broadcast, and to what?",
        )
        checks.close(
            "the result",
            joined,
            expected_rows,
            rtol=1e-4,
            atol=1e-5 * scale,
            thought="Whose mean is it: the row's, the column's, the batch's?",
        )
        shifts = torch.randn(n_batch, 1, generator=generator).to(device) * 4 * scale
        shifted = checks.attempt(
            join_streams, given[0].detach(), given[1].detach() + shifts
        )
        checks.close(
            "the result",
            shifted,
            joined,
            rtol=1e-3,
            atol=1e-4 * scale,
            thought="What if a constant is added to all advantages of a state?",
        )
        checks.true(
            "a result that gradients flow through",
            joined.requires_grad,
            thought="Will both streams be trained?",
        )
        for row, action in [(0, 0), (n_batch - 1, n_actions - 1)]:
            slopes = torch.autograd.grad(
                joined[row, action],
                given,
                retain_graph=True,
                allow_unused=True,
                materialize_grads=True,
            )
            one = np.zeros((n_batch, n_actions))
            one[row, action] = 1.0
            checks.close(
                "the gradient to the values",
                slopes[0],
                one.sum(axis=1, keepdims=True),
                rtol=1e-4,
                thought="Is the stream of the values cut off?",
            )
            checks.close(
                "the gradient of one Q-value",
                slopes[1],
                one - one.mean(axis=1, keepdims=True),
                rtol=1e-4,
                atol=1e-5,
                thought="Does the mean take part in the gradient?",
            )
    value, advantages = torch.ones(3, 1), torch.zeros(3, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(join_streams, value, advantages),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 2b. What one update does to the other actions
#
# *Medium, about 20 minutes, with pencil and paper.* Take a single state, and let $V$ and $A_1, \dots, A_n$ be plain numbers, learned by
# gradient descent. The agent tries action 1 and finds that it is better than thought. One gradient step with a small rate raises $Q_1$ by
# some amount $\Delta_1$. In a table, the other actions' values would stay where they were. **Here, by which share of $\Delta_1$ does each
# of the others change?** Write it as a function of the number of actions. For two actions the answer is $1/3$.
#
# <details><summary>Hint</summary>
#
# Gradient descent on $\frac12 (Q_1 - y)^2$ moves each parameter by its derivative $\partial Q_1 / \partial(\cdot)$, times the same
# factor. These are $1$ for $V$, $1 - \frac1n$ for $A_1$ and $-\frac1n$ for the others. What do these moves do to $Q_1$ and to $Q_2$?
# (The moves of the advantages sum to zero, so their mean stays.)
#
# </details>


# %% exercise="pull_on_others" task=2
def pull_on_others(n_actions: int) -> float:
    """Return how far each other action's value moves with one gradient step on one
    action's value, as a share of that one's own move.

    Args:
        n_actions: Number of actions, at least 2.
    """
    # BEGIN SOLUTION
    own = 1.0 + (1.0 - 1.0 / n_actions)
    other = 1.0 - 1.0 / n_actions
    return other / own
    # END SOLUTION


# %% test="pull_on_others" points=1
def test_pull_on_others() -> None:
    share = checks.attempt(pull_on_others, 2)
    checks.close(
        "the share for two actions",
        share,
        1 / 3,
        thought="V moves by 1, the advantages by 1/2 and -1/2: so Q by 3/2 and 1/2.",
    )


# %% hidden="pull_on_others" points=2
def hidden_pull_on_others() -> None:
    for n_actions in (2, 3, 4, 9, 18, 300):
        weights = torch.zeros(1 + n_actions, dtype=torch.float64, requires_grad=True)
        before = weights[0] + weights[1:] - weights[1:].mean()
        slope = torch.autograd.grad(0.5 * (before[0] - 1.0) ** 2, weights)[0]
        after = weights.detach() - 0.01 * slope
        after = (after[0] + after[1:] - after[1:].mean()).tolist()
        checks.close(
            "the share",
            checks.attempt(pull_on_others, n_actions),
            after[1] / after[0],
            rtol=1e-5,
            atol=0,
            thought=(
                "Which parts of the step do all actions have in common, and which does "
                "the tried one have for itself?"
            ),
        )


# %% tags=["demo", "nbval-check-output"]
def print_pulls() -> None:
    """Print how far the other actions move with the one that was tried."""
    for n_actions in (2, 4, 18):
        print(
            f"{n_actions:>2} actions: each other action moves by "
            f"{pull_on_others(n_actions):.0%} of the move of the one that was tried"
        )


with checks.demonstration():
    print_pulls()

# %% [markdown]
# That is what the dueling network is for: what is learned by one action about the *state* is shared with all of them at once.
#
# *Written answer, about 10 minutes.* A colleague leaves the mean out, $Q = V + A$, and says: "My Q-values fit the targets just as well.
# So nothing is lost." **Is the first sentence right? What is lost all the same?** Give an example with numbers.

# %% [markdown] answer="why_the_mean" task=2 points=2
# ### BEGIN SOLUTION
# The first sentence is right: every Q that the dueling form can give, V + A can give too (take the same numbers, with advantages of mean
# 0), so the fit need not be worse. What is lost is the meaning of the two streams. V = 5 with A = [1, 3] and V = 105 with A = [-99, -97]
# give the same Q = [6, 8], so the data cannot tell them apart: V is not the value of the state, A is not an advantage, and both depend on
# the initial weights. A constant may wander from one stream to the other during training, unnoticed by the loss, and what V has learned
# cannot be read, plotted or used for anything by itself. (The share of an update that all actions have in common changes as well, from
# (n - 1) / (2 n - 1) to 1 / 2.)
#
# Rubric: 1 point for saying that the fit is as good (or that V + A can represent the same Q-values). 1 point for an example with numbers in
# which different V and A give the same Q, with the conclusion that V and A mean nothing by themselves.
# ### END SOLUTION

# %% [markdown]
# A small tool for the tests of the next exercise:


# %%
def parts_of(network: nn.Module) -> tuple[nn.Module, nn.Module, nn.Module]:
    """The three parts of a dueling network, by their names."""
    thought = "The three parts have the names shared, value and advantage."
    shared, value, advantage = (
        checks.instance(
            f"its part `{name}`",
            getattr(network, name, None),
            nn.Module,
            thought=thought,
        )
        for name in ("shared", "value", "advantage")
    )
    return shared, value, advantage


# %% [markdown]
# ### 2c. The network
#
# *Medium, about 25 minutes.* Write the whole network as a module with three parts, of these names:
#
# - `shared`: maps observations `[batch, n_features]` to features `[batch, width]`, by a linear layer and a ReLU;
# - `value`: maps the features to $V$, `[batch, 1]`, by a hidden layer of `width` units with a ReLU, and a linear layer;
# - `advantage`: the same for $A$, `[batch, n_actions]`, with no weight in common with `value`.
#
# `forward` joins the two with your `join_streams`; both streams train `shared`, so nothing is detached. `DuelingNetwork(8, 64, 4)` maps a batch `[32, 8]` to `[32, 4]`.
#
# <details><summary>Hint</summary>
#
# `nn.Sequential(nn.Linear(...), nn.ReLU())` is a part. Assign the three in `__init__`, after `super().__init__()`.
#
# </details>


# %% exercise="DuelingNetwork" task=2 forbid="rlcourse.agents.networks"
class DuelingNetwork(nn.Module):
    """A Q-network with one stream for the value of the state and one for the advantages
    of the actions.

    Args:
        n_features: Length of an observation.
        width: Units of the shared layer, and of each stream's hidden layer.
        n_actions: Number of actions.

    Attributes:
        shared: Observations ``[batch, n_features]`` to features ``[batch, width]``.
        value: Features to values, ``[batch, 1]``.
        advantage: Features to advantages, ``[batch, n_actions]``.
    """

    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1)
        )
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )
        # END SOLUTION

    def forward(self, observations: Tensor) -> Tensor:
        """Action values: ``[batch, n_features]`` to ``[batch, n_actions]``."""
        # BEGIN SOLUTION
        features = self.shared(observations)  # [batch, width]
        return join_streams(self.value(features), self.advantage(features))
        # END SOLUTION


# %% test="DuelingNetwork" points=1
def test_DuelingNetwork() -> None:
    network = checks.attempt(DuelingNetwork, 8, 64, 4)
    network = checks.instance(
        "DuelingNetwork(8, 64, 4)",
        network,
        nn.Module,
        thought="Does the class still derive from nn.Module?",
    ).to(device)
    observations = torch.linspace(-1.0, 1.0, 32 * 8, device=device).reshape(32, 8)
    values = checks.attempt(network, observations)
    checks.tensor(
        "its output for a batch [32, 8]",
        values,
        shape=(32, 4),
        thought="One value for each action, for each row.",
    )
    shared, value, _advantage = parts_of(network)
    state_values = checks.attempt(value, checks.attempt(shared, observations))
    checks.tensor(
        "the value stream",
        state_values,
        shape=(32, 1),
        thought="One number for each state.",
    )
    checks.close(
        "the mean of each row of Q",
        values.mean(dim=1),
        state_values[:, 0],
        rtol=1e-3,
        atol=1e-4,
        thought="With the mean taken away, it is V.",
    )


# %% hidden="DuelingNetwork" points=3
def hidden_DuelingNetwork() -> None:
    generator = torch.Generator().manual_seed(546)

    def built(n_features: int, width: int, n_actions: int) -> nn.Module:
        """The answer's network, which has seen a batch."""
        network = checks.instance(
            "the network",
            checks.attempt(DuelingNetwork, n_features, width, n_actions),
            nn.Module,
            thought="A module of its own?",
        ).to(device)
        checks.attempt(network, torch.zeros(2, n_features, device=device))
        return network

    def linear(part: nn.Module, inputs: Tensor, n_outputs: int) -> Tensor:
        """The linear layer of a part that has these sizes, by hand."""
        sizes = sorted((inputs.shape[1], n_outputs))
        [weight] = [one for one in part.parameters() if sorted(one.shape) == sizes]
        [bias] = [one for one in part.parameters() if list(one.shape) == [n_outputs]]
        return inputs @ (weight.T if len(weight) == n_outputs else weight) + bias

    for n_features, width, n_actions in [(8, 32, 4), (2, 7, 18), (3, 16, 5)]:
        network = built(n_features, width, n_actions)
        parts = parts_of(network)
        shapes = [
            sorted(sorted(one.shape) for one in part.parameters()) for part in parts
        ]
        hidden_layer = [[width], [width, width]]
        expected_shapes = [
            sorted([[width], sorted([n_features, width])]),
            sorted([*hidden_layer, [1], [1, width]]),
            sorted([*hidden_layer, [n_actions], sorted([n_actions, width])]),
        ]
        checks.equal(
            "the sizes of the weights and biases of each part",
            shapes,
            expected_shapes,
            thought="Which layers does each part have, and how wide are they?",
        )
        for weight in network.parameters():
            drawn = torch.randn(weight.shape, generator=generator) * 0.7 + 0.1
            if drawn.dim() == 2 and len(drawn) == drawn.shape[1]:
                drawn = drawn + drawn.T  # the same, whichever way it is multiplied
            weight.data.copy_(drawn)
        for n_batch, scale in ((1, 1.0), (7, 1_000.0), (9, 1.0)):
            inputs = torch.randn(n_batch, n_features, generator=generator).to(device)
            inputs *= scale
            features = linear(parts[0], inputs, width).relu()
            expected_values, expected_advantages = (
                linear(part, linear(part, features, width).relu(), n_outputs)
                for part, n_outputs in zip(parts[1:], (1, n_actions), strict=True)
            )
            found = checks.attempt(parts[0], inputs)
            checks.close(
                "the shared features",
                found,
                features,
                rtol=1e-4,
                atol=1e-4 * scale,
                thought="What comes after the shared linear layer?",
            )
            for what, part, expected_stream in [
                ("the value stream", parts[1], expected_values),
                ("the advantage stream", parts[2], expected_advantages),
            ]:
                checks.close(
                    what,
                    checks.attempt(part, found),
                    expected_stream,
                    rtol=1e-4,
                    atol=1e-3 * scale,
                    thought="A ReLU after the hidden layer, nothing after the last?",
                )
            row_means = expected_advantages.sum(dim=1, keepdim=True) / n_actions
            expected_q = expected_values + expected_advantages - row_means
            with checks.unchanged(observations=inputs):
                values = checks.attempt(network, inputs)
            checks.tensor(
                "the output",
                values,
                shape=(n_batch, n_actions),
                dtype=torch.float32,
                thought="Action values for each row.",
            )
            network.eval()
            again = checks.attempt(network, inputs)
            network.train()
            for call in (values, again):
                checks.close(
                    "the output",
                    call,
                    expected_q,
                    rtol=1e-4,
                    atol=1e-3 * scale,
                    thought="Is it made of the two streams, and of nothing else?",
                )
        weights = list(network.parameters())
        factors = torch.randn(9, n_actions, generator=generator).to(device)
        slopes, expected_slopes = (
            torch.autograd.grad(
                (result * factors).sum(),
                weights,
                allow_unused=True,
                materialize_grads=True,
            )
            for result in (values, expected_q)
        )
        for slope, expected_slope in zip(slopes, expected_slopes, strict=True):
            checks.close(
                "a gradient",
                slope,
                expected_slope,
                rtol=1e-2,
                atol=1e-2,
                thought="Does the gradient of both streams reach all weights?",
            )
        counts = [sum(one.numel() for one in part.parameters()) for part in parts]
        checks.equal(
            "weights of their own",
            sum(one.numel() for one in network.parameters()),
            sum(counts),
            thought="Do two parts share weights? Are there others beside them?",
        )
    for n_features, width, n_actions in [(1, 1, 2), (3, 16, 1), (5, 5, 5)]:
        network = built(n_features, width, n_actions)
        inputs = torch.randn(3, n_features, generator=generator).to(device)
        checks.tensor(
            "the output",
            checks.attempt(network, inputs),
            shape=(3, n_actions),
            thought="One action, one feature, one unit: does it still fit?",
        )
    one, two = built(4, 8, 2), built(4, 8, 2)
    differ = any(
        not torch.equal(first, second)
        for first, second in zip(one.parameters(), two.parameters(), strict=True)
    )
    checks.true(
        "two networks with weights of their own",
        differ,
        thought="Does each call build new layers, with random weights?",
    )


# %% [markdown]
# The library's `networks.dueling(8, (64, 64), 4)`, one of which will fly the spacecraft, is the same network with one trick for speed: it
# computes the hidden layers of both streams as one layer of twice the width, whose first half belongs to $V$, the second to $A$. With your
# network's weights in it, it must give the same values:


# %% tags=["demo"]
def compare_with_library_network() -> None:
    """Give the library's network the answer's weights, and compare the values."""
    mine, fast = (
        DuelingNetwork(8, 64, 4).to(device),
        networks.dueling(8, (64, 64), 4).to(device),
    )
    layers = [
        [layer for layer in part.modules() if isinstance(layer, nn.Linear)]
        for part in (mine.shared, mine.value, mine.advantage)
    ]
    source = [
        *layers[0],
        *layers[1],
        *layers[2],
    ]  # shared; value: hidden, last; advantage: hidden, last
    with torch.no_grad():
        for kind in ("weight", "bias"):
            shared, value_hidden, value_last, advantage_hidden, advantage_last = (
                getattr(layer, kind) for layer in source
            )
            parts = (
                shared,
                torch.cat([value_hidden, advantage_hidden]),
                value_last,
                advantage_last,
            )
            targets = [
                parameter
                for name, parameter in fast.named_parameters()
                if name.endswith(kind)
            ]
            for target, part in zip(targets, parts, strict=True):
                target.copy_(part)
        observations = torch.randn(
            100, 8, generator=torch.Generator().manual_seed(1)
        ).to(device)
        difference = float((mine(observations) - fast(observations)).abs().max())
    print("largest difference of 400 values below 0.0001:", difference < 1e-4)
    assert difference < 1e-4


with checks.demonstration():
    compare_with_library_network()

# %% [markdown]
# ## The task: LunarLander-v3
#
# A small spacecraft falls towards the moon and has to come to rest between two flags. An **observation** is eight numbers: position ($x$,
# $y$), velocity ($x$, $y$), angle, angular velocity, and for each leg whether it touches the ground. There are four **actions**: nothing,
# the left engine, the main engine, the right engine. The **reward** grows as the craft gets nearer, slower and more upright, and fuel costs
# something (0.3 for each step of the main engine, 0.03 for the others). A leg on the ground brings 10, a crash $-100$, and to
# come to rest $+100$.
#
# An episode is `terminated` by a crash, by leaving the screen or by coming to rest, and `truncated` after 1000 steps: some agents learn
# to hover for ever, because it does not hurt. A return of 200 counts as a landing. (Books use version 2,
# which Gymnasium 1.4 no longer offers: there the world and its wind were not fully reset between episodes. Version 3 fixed that.)


# %% tags=["demo"]
thrusts = np.random.default_rng(5)


def random_policy(observations: NDArray[np.float32]) -> NDArray[np.int64]:
    """Fire at random, whatever is seen; observations ``[n, 8]``, actions ``[n]``."""
    return thrusts.integers(4, size=len(observations))


random_returns = evaluation.returns_of(random_policy, "LunarLander-v3", seed=1)
print(
    f"random engines: a mean return of {random_returns.mean():.0f}, at best "
    f"{random_returns.max():.0f}"
)
assert random_returns.mean() < -100

# %% [markdown]
# ## Exercise 3: train, and compare
#
# ### 3a. Three agents that differ in one thing
#
# *Easy, about 10 minutes.* A comparison is worth nothing if two things differ at once. From a base configuration (a frozen dataclass),
# make one for each agent: named `"DQN"`, `"double DQN"` and `"dueling DQN"`, in this order. All three get the same seed; the second has
# `double=True`, the third `dueling=True`; everything else is as in the base, whatever it holds.
#
# <details><summary>Hint</summary>
#
# `dataclasses.replace(base, seed=3)` is a copy of the base with another seed. It is imported as `replace`.
#
# </details>


# %% exercise="variants" task=3
def variants(base: dqn.Config, seed: int) -> dict[str, dqn.Config]:
    """Return the configurations of the three agents by name.

    Args:
        base: What all of them share; a plain DQN.
        seed: Seed of all three.
    """
    # BEGIN SOLUTION
    plain = replace(base, seed=seed)
    return {
        "DQN": plain,
        "double DQN": replace(plain, double=True),
        "dueling DQN": replace(plain, dueling=True),
    }
    # END SOLUTION


# %% test="variants" points=1
def test_variants() -> None:
    base = replace(dqn.LUNAR_LANDER, gamma=0.9)
    made = checks.instance(
        "the result",
        checks.attempt(variants, base, 7),
        dict,
        thought="A dictionary from names to configurations.",
    )
    checks.equal(
        "the names",
        list(made),
        ["DQN", "double DQN", "dueling DQN"],
        thought="These names, in this order.",
    )
    for config in made.values():
        checks.instance(
            "an entry", config, dqn.Config, thought="Each entry is a dqn.Config."
        )
    checks.equal(
        "the seeds",
        [config.seed for config in made.values()],
        [7, 7, 7],
        thought="All three start alike.",
    )
    checks.equal(
        "the discounts",
        [config.gamma for config in made.values()],
        [0.9, 0.9, 0.9],
        thought="Everything else is as in the base, whatever it holds.",
    )
    checks.equal(
        "double",
        [config.double for config in made.values()],
        [False, True, False],
        thought="Only double DQN is double.",
    )
    checks.equal(
        "dueling",
        [config.dueling for config in made.values()],
        [False, False, True],
        thought="Only dueling DQN has two streams.",
    )


# %% hidden="variants" points=1
def hidden_variants() -> None:
    rng = np.random.default_rng(547)
    for trial in range(6):
        base = [dqn.LUNAR_LANDER, dqn.Config(seed=3)][trial % 2]
        base = replace(
            base,
            seed=11,
            hidden=(int(rng.integers(1, 99)),),
            gamma=float(rng.random()),
            total_steps=int(rng.integers(1, 10**6)),
            n_step=int(rng.integers(1, 9)),
            stop_at=None if trial < 2 else float(rng.normal()),
            learning_rate=float(rng.random()),
            batch_size=int(rng.integers(1, 999)),
            target_period=int(rng.integers(1, 99)),
            epsilon_start=float(rng.random()),
            evaluation_episodes=int(rng.integers(1, 99)),
        )
        seed, before = trial and int(rng.integers(10**6)), asdict(base)
        made = checks.instance(
            "the result",
            checks.attempt(variants, base, seed),
            dict,
            thought="A dictionary?",
        )
        checks.equal(
            "the names",
            list(made),
            ["DQN", "double DQN", "dueling DQN"],
            thought="Which names, in which order?",
        )
        for name, config in made.items():
            config = checks.instance(
                "an entry", config, dqn.Config, thought="Is each entry a configuration?"
            )
            expected_config = {
                **before,
                "seed": seed,
                "double": name == "double DQN",
                "dueling": name == "dueling DQN",
            }
            checks.equal(
                "a configuration",
                asdict(config),
                expected_config,
                thought="What differs from the base, and should it?",
            )
        checks.equal(
            "the base",
            asdict(base),
            before,
            thought="Whose configuration is it that you change?",
        )


# %% [markdown]
# ### Touching is not reaching
#
# Training is interrupted every few thousand steps by an evaluation, and one is tempted to stop at the first one that shows 200. Suppose
# that an agent's true mean return is only 190, its episodes have a standard deviation of 80, and its skill does not change at all. By mere
# luck a mean over 20 episodes reaches 200 with probability $1 - \Phi\bigl(\frac{200 - 190}{80/\sqrt{20}}\bigr) = 0.288$ (the mean of $n$
# episodes is about normal, with standard deviation $\sigma/\sqrt{n}$). None of $k$ independent evaluations reaches it if each of them
# misses, so at least one of two reaches it with probability $1 - 0.712^2 = 0.49$:


# %%
def chance_of_touching(
    true_mean: float, spread: float, n_episodes: int, goal: float, n_evaluations: int
) -> float:
    """Return the probability that at least one of several evaluations of an unchanging
    agent reaches the goal.

    Args:
        true_mean: The agent's true mean return.
        spread: Standard deviation of the return of one episode, above 0.
        n_episodes: Number of episodes in an evaluation.
        goal: Mean return that an evaluation is to reach.
        n_evaluations: Number of independent evaluations.
    """
    misses = NormalDist(true_mean, spread / math.sqrt(n_episodes)).cdf(goal)
    return 1.0 - misses**n_evaluations


# %% tags=["demo", "nbval-check-output"]
def print_chances() -> None:
    """Print how often an agent below the goal seems to reach it."""
    print("an agent of true mean 190, with a standard deviation of 80 for an episode:")
    for n_episodes, n_evaluations in [(20, 1), (20, 10), (20, 40), (100, 1)]:
        chance = chance_of_touching(190.0, 80.0, n_episodes, 200.0, n_evaluations)
        print(
            f"  a mean over {n_episodes:>3} episodes reaches 200 at least once in "
            f"{n_evaluations:>2} evaluations: {chance:.1%}"
        )
    twice = chance_of_touching(190.0, 80.0, 100, 200.0, 1) ** 2
    print(f"  two independent sets of 100 both reach it: {twice:.1%}")


print_chances()

# %% [markdown]
# Whoever looks forty times will see what he hopes for. Hence the rule of this part: the evaluation that stops the training decides
# nothing. An agent is good if **two further, independent sets of 100 episodes both** have a mean of at least 200.
#
# ### 3b. The verdict
#
# *Easy, about 15 minutes.* Write this rule as a function. It also gives the 95 % interval of the mean over all episodes of both sets:
# that mean, plus and minus 1.96 standard errors ($s/\sqrt{n}$, with the sample standard deviation $s$, which divides by $n - 1$).
#
# For the sets $[190, 230]$ and $[210, 210]$ and the goal 200, both means are 210: the agent is confirmed. The mean of all four is 210, $s =
# 16.3$, and the interval reaches from 194 to 226.
#
# <details><summary>Hint</summary>
#
# `np.concatenate([first, second])`, and `.std(ddof=1)`.
#
# </details>


# %% exercise="confirmed" task=3
def confirmed(
    first: NDArray[np.float64], second: NDArray[np.float64], goal: float
) -> tuple[bool, float, float]:
    """Judge an agent by two independent sets of episodes.

    Args:
        first: Returns of the first set, shape ``[n_first]``.
        second: Returns of the second set, shape ``[n_second]``; at least one episode in
            each.
        goal: Mean return that each set has to reach.

    Returns:
        Whether both means reach the goal, and the lower and upper end of the 95 %
        interval of the mean over all episodes.
    """
    # BEGIN SOLUTION
    together = np.concatenate([first, second])
    margin = 1.96 * together.std(ddof=1) / math.sqrt(len(together))
    reached = bool(first.mean() >= goal and second.mean() >= goal)
    return reached, float(together.mean() - margin), float(together.mean() + margin)
    # END SOLUTION


# %% test="confirmed" points=1
def test_confirmed() -> None:
    verdict = checks.attempt(
        confirmed, np.array([190.0, 230.0]), np.array([210.0, 210.0]), 200.0
    )
    checks.instance("the result", verdict, tuple, thought="Three things in a tuple.")
    checks.equal(
        "the number of results",
        len(verdict),
        3,
        thought="Whether it is confirmed, the lower and the upper end.",
    )
    checks.equal("the verdict", verdict[0], True, thought="Both means are 210.")
    checks.close(
        "the interval",
        list(verdict[1:]),
        [193.9967, 226.0033],
        rtol=1e-5,
        thought="210, plus and minus 1.96 times 16.33 / 2.",
    )


# %% hidden="confirmed" points=2
def hidden_confirmed() -> None:
    rng = np.random.default_rng(549)
    centres = [(200, 200), (199, 260), (260, 199), (150, 160), (230, 240), (-5, -3)]
    for trial, (left, right) in enumerate(centres * 3):
        n_first, n_second = [(100, 100), (60, 100), (3, 2)][trial // 6]
        first = rng.normal(left, 40, size=n_first)
        second = rng.normal(right, 25, size=n_second)
        first, second = first - first.mean() + left, second - second.mean() + right
        if left == right == 200:  # exactly
            first = np.array([100.0, 300.0, *[200.0] * (n_first - 2)])
            second = np.full(n_second, 200.0)
        goal = 200.0 if left > 0 else -5.5
        both = [*first.tolist(), *second.tolist()]
        mean = math.fsum(both) / len(both)
        squares = math.fsum((value - mean) ** 2 for value in both)
        expected_error = math.sqrt(squares / (len(both) - 1) / len(both))
        with checks.unchanged(first=first, second=second):
            verdict = checks.attempt(confirmed, first, second, goal)
        checks.instance("the result", verdict, tuple, thought="A tuple?")
        checks.equal(
            "the number of results",
            len(verdict),
            3,
            thought="Three things are promised.",
        )
        checks.equal(
            "the verdict",
            verdict[0],
            min(left, right) >= goal,
            thought="Do both sets have to reach it, each by itself? Exactly 200, too?",
        )
        low = checks.number("the lower end", verdict[1], thought="A number?")
        high = checks.number("the upper end", verdict[2], thought="A number?")
        checks.close(
            "the middle",
            (low + high) / 2,
            mean,
            rtol=1e-7,
            thought="The mean over which episodes?",
        )
        checks.close(  # 1.96, or the quantile that it is rounded from
            "half the width of the interval",
            (high - low) / 2,
            1.96 * expected_error,
            rtol=1e-4,
            thought=(
                "95 % of the mean, not of the episodes; all of them together; in which "
                "order are the two ends?"
            ),
        )
    near = [
        (np.full(4, 199.6), np.full(8, 230.0), 200.0),
        (np.full(2, 230.0), np.full(4, 200.0 - 1e-9), 200.0),
        (np.full(4, 1e-3), np.full(2, 1e-3 + 1e-9), 1e-3 + 1e-6),
        (np.array([-1.0, 1.0]), np.array([3.0, -3.0, 5.0, -5.0]), 0.0),
        (np.full(8, -20.5), np.full(4, -20.5), -20.5),
    ]
    for first, second, goal in near:
        verdict = checks.attempt(confirmed, first, second, goal)
        checks.equal(
            "the verdict",
            verdict[0],
            goal in (0.0, -20.5),
            thought="What if a mean misses the goal by very little, or not at all?",
        )
    small = checks.attempt(confirmed, np.full(2, 1e-3), np.array([3e-3, 5e-3]), 0.0)
    checks.close(  # s = 0.0019149
        "the interval of small returns",
        list(small[1:]),
        [2.5e-3 - 1.96 * 0.95743e-3, 2.5e-3 + 1.96 * 0.95743e-3],
        rtol=1e-3,
        atol=0,
        thought="Is anything rounded?",
    )
    alone = checks.attempt(confirmed, np.array([210.0]), np.array([230.0]), 200.0)
    checks.close(
        "the interval of two sets of one episode",
        list(alone[1:]),
        [220.0 - 19.6, 220.0 + 19.6],
        rtol=1e-4,
        thought="Together there are two episodes: that is enough.",
    )


# %% [markdown]
# ### The flight school
#
# All three agents are trained by `dqn.train`, the fast version of 5.2, with the target of 1b (`double=True`) or the network of 2c
# (`dueling=True`) in it. Three things are new since 5.2, for all of them. Targets sum several rewards before they bootstrap (`n_step`), so that news travels faster. (The actions
# after the first were chosen by an older policy, so that these targets are off-policy; with few steps that does little harm here.)
# Rewards are multiplied by a small number (`reward_scale`), so that errors stay below 1, where Huber's loss is a square and aims at the
# mean of the targets. (Beyond 1 it aims at their median, and a rare bonus of 100 would hardly count.) And the policy that is judged, and
# that we keep, has the weights of the *target network* (`judge_average`): they are a running average of the Q-network's, and an average
# acts more steadily than its parts.
#
# Read the choices, then watch. Training stops when an evaluation reaches `stop_at` and further episodes confirm it; the verdict is left to
# two sets of 100 episodes that played no part in this.
#
# In the short budget only DQN is trained here, which takes one to two minutes. Add the other names to `trained_here` to watch them as well,
# and bring some patience: not every agent gets there with every seed. (The long budget trains all three.) How they compare over several
# seeds stands at the end, in exercise 5.


# %% tags=["demo"]
def print_choices() -> None:
    """Print all choices of the agents' training."""
    for name, choice in asdict(dqn.LUNAR_LANDER).items():
        print(f"{name:>22} = {choice}")


print_choices()


# %% tags=["demo"] alt="Greedy return against environment steps: it rises, not steadily, until training is stopped at the goal."
def judge(
    network: nn.Sequential, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns of the greedy policy in two sets of 100 episodes that training has never
    seen, shape ``[100]`` each.
    """
    policy = networks.greedy_policy(network)
    first, second = (
        evaluation.returns_of(policy, "LunarLander-v3", seed=seed + offset)
        for offset in (5_000_000, 6_000_000)
    )
    return first, second


with checks.demonstration():
    GOAL = 200.0
    SEED = 1
    configs = variants(dqn.LUNAR_LANDER, seed=SEED)
    trained_here = budgets.pick(short=["DQN"], long=list(configs))

    agents: dict[str, dqn.Result] = {}
    snapshots: dict[str, list[tuple[int, nn.Sequential]]] = {}
    with live.LivePlot(
        xlabel="environment steps",
        ylabel="greedy return, mean over an evaluation",
        every_seconds=2.0,
    ) as plot:
        for name in trained_here:
            snapshots[name] = []

            def note(found: dqn.Evaluation, label: str = name) -> None:
                """Add a point to the live plot."""
                plot.add(label, found.n_steps, found.mean_return)

            def keep(
                n_steps: int,
                network: nn.Sequential,
                kept: list[tuple[int, nn.Sequential]] = snapshots[name],
            ) -> None:
                """Keep a copy of the network as it is now."""
                kept.append((n_steps, copy.deepcopy(network)))

            # The number of steps is a limit, no aim: where numbers fall out otherwise
            # (another device), training may take longer.
            agents[name] = dqn.train(
                configs[name], device, on_evaluation=note, look_inside=keep
            )

# %% [markdown]
# Such a curve need not climb steadily: it may rise, fall back, and rise again. And one run says nothing about which method is better: that
# is what the project is for. What it can say is whether this agent keeps the part's promise.


# %% tags=["demo"]
def print_verdicts() -> None:
    """Print for each agent what its training cost, and whether it is confirmed."""
    for name, (first, second) in judgements.items():
        agent = agents[name]
        passed, low, high = confirmed(first, second, GOAL)
        seconds = sum(agent.seconds.values()) - agent.seconds.get("evaluate", 0.0)
        print(
            f"{name:<12} {agent.n_steps:>7} steps, {seconds:5.1f} CPU seconds of "
            f"training; means {first.mean():.0f} and {second.mean():.0f}, interval "
            f"{low:.0f} to {high:.0f}: {'confirmed' if passed else 'not confirmed'}"
        )
        assert passed or name != "DQN", f"{name} was not confirmed"


with checks.demonstration():
    judgements = {name: judge(agent.network, SEED) for name, agent in agents.items()}
    print_verdicts()

# %% [markdown]
# ### One landing, seen from inside
#
# An episode of the agent. Below it, what it believed at each step: the value of each action, and, in black, the
# discounted sum of the rewards that it *then really got*. That is the Monte Carlo value of its policy from there on, the very thing
# that a Q-value is an estimate of.


# %% tags=["demo"] alt="Film of one episode of the agent: the craft sinks, slows down and comes to rest between the flags."
class Flight(NamedTuple):
    """One greedy episode; arrays have one row for each step."""

    frames: list[NDArray[np.uint8]]
    """Pictures, one for every few steps."""
    values: NDArray[np.float64]
    """Q-values in the unit of the reward (not scaled), shape ``[n_steps, 4]``."""
    rewards: NDArray[np.float64]
    """Shape ``[n_steps]``."""
    terminated: bool
    """Whether it ended for good."""


def discounted_returns(
    rewards: NDArray[np.float64], gamma: float
) -> NDArray[np.float64]:
    """Discounted sum of the rewards from each step on; rewards and result have shape
    ``[n_steps, ...]``.
    """
    returns, following = np.zeros_like(rewards), np.zeros(rewards.shape[1:])
    for step in reversed(range(len(rewards))):
        following = returns[step] = rewards[step] + gamma * following
    return returns


def fly(agent: dqn.Result, seed: int, every: int) -> Flight:
    """Play one greedy episode and film every few steps of it."""
    env, values_of = (
        gym.make("LunarLander-v3", render_mode="rgb_array"),
        networks.outputs_of(agent.network),
    )
    observation, _ = env.reset(seed=seed)
    frames: list[NDArray[np.uint8]] = []
    values: list[NDArray[np.float32]] = []
    rewards: list[float] = []
    terminated = truncated = False
    while not (terminated or truncated):
        if len(rewards) % every == 0:
            frames.append(np.array(env.render(), dtype=np.uint8))
        values.append(values_of(observation[None])[0])
        observation, reward, terminated, truncated, _ = env.step(
            int(values[-1].argmax())
        )
        rewards.append(float(reward))
    env.close()
    return Flight(
        frames,
        np.array(values, dtype=np.float64) / agent.config.reward_scale,
        np.array(rewards),
        terminated,
    )


with checks.demonstration():
    flights = (fly(agents["DQN"], seed, every=6) for seed in range(20, 60))
    flight = next(
        one for one in flights if one.rewards.sum() >= GOAL and len(one.rewards) < 500
    )
    animations.show(animations.from_frames(flight.frames, interval_ms=120))


# %% tags=["demo"] alt="The values of the four actions against the step of one episode, close together, and in black the discounted rewards that followed."
def draw_landing() -> None:
    """Draw what the agent believed at each step, and what came of it."""
    steps = np.arange(len(flight.rewards))
    axes = plt.figure(figsize=(7.4, 3.8)).gca()
    plots.q_values(
        axes,
        steps,
        flight.values,
        action_names=("nothing", "left", "main", "right"),
        xlabel="step of the episode",
    )
    axes.plot(
        steps,
        discounted_returns(flight.rewards, dqn.LUNAR_LANDER.gamma),
        color="black",
        linewidth=1.2,
        linestyle="-",
        label="what came of it",
    )
    axes.legend(title="action", ncols=2)
    plt.show()
    gap, largest = (
        np.median(np.ptp(flight.values, axis=1)),
        np.median(flight.values.max(axis=1)),
    )
    print(f"return {flight.rewards.sum():.0f} in {len(steps)} steps")
    print(
        f"in the median, the largest of the four values is {largest:.0f}, and it "
        f"exceeds the smallest by {gap:.1f}"
    )


with checks.demonstration():
    draw_landing()

# %% [markdown]
# The black curve falls wherever a reward has just been paid (a leg touches the ground), and ends at the $+100$ for coming to rest. A good
# estimate would lie on it. Where the two part at the end, ask what the agent can know: a craft at rest looks the same in every step, and
# nothing in the observation says how soon the reward will come. The four coloured curves lie close together nearly everywhere. The value
# of the *state* is most of it, the advantages are small: the observation that the dueling network was made for.
#
# ### Does it overestimate?
#
# The same comparison over 40 episodes: the largest Q-value at a step, less the discounted sum of the rewards that followed. (Episodes that
# were truncated are left out, since their rewards were cut off.) Each episode gives one number, its mean over the steps; the interval is
# that of the mean over episodes.


# %% tags=["demo"]
class Beliefs(NamedTuple):
    """What an agent believed, and what it got, in greedy episodes side by side: a row
    for each step, a column for each episode.

    Values are in the unit of the reward, not scaled.
    """

    observations: NDArray[np.float32]
    """Shape ``[n_steps, n_episodes, 8]``."""
    believed: NDArray[np.float64]
    """The largest Q-value, shape ``[n_steps, n_episodes]``."""
    received: NDArray[np.float64]
    """Discounted sum of the rewards that followed, shape ``[n_steps, n_episodes]``."""
    counts: NDArray[np.bool_]
    """Whether the step belongs to an episode that terminated, shape ``[n_steps,
    n_episodes]``.
    """

    def errors(self) -> NDArray[np.float64]:
        """Believed less received, mean over the steps of each episode that terminated,
        shape ``[n_terminated]``.
        """
        terminated = self.counts.any(axis=0)
        sums = np.where(self.counts, self.believed - self.received, 0.0).sum(axis=0)
        return sums[terminated] / self.counts.sum(axis=0)[terminated]


def beliefs_of(agent: dqn.Result, seed: int, n_episodes: int = 40) -> Beliefs:
    """Play greedy episodes side by side, one in each environment."""
    values_of, config = networks.outputs_of(agent.network), agent.config
    rollout = vector.Rollout(vector.make(config.env_id, n_episodes), seed=seed)
    running, terminated = (
        np.ones(n_episodes, dtype=np.bool_),
        np.zeros(n_episodes, dtype=np.bool_),
    )
    observations: list[NDArray[np.float32]] = []
    rows: list[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]] = []
    while running.any():
        values = values_of(rollout.observations)
        step = rollout.step(values.argmax(axis=1))
        observations.append(step.observations)
        rows.append((values.max(axis=1), np.where(running, step.rewards, 0.0), running))
        terminated |= running & step.terminated
        running = running & ~(step.terminated | step.truncated)
    rollout.env.close()
    believed, rewards, counts = (np.array(column) for column in zip(*rows, strict=True))
    received = discounted_returns(rewards.astype(np.float64), config.gamma)
    return Beliefs(
        np.array(observations),
        believed.astype(np.float64) / config.reward_scale,
        received,
        counts & terminated,
    )


def print_errors() -> None:
    """Print for each agent what it believed, what it received, and the error."""
    for name, belief in beliefs.items():
        errors, counts = belief.errors(), belief.counts
        [low], [high] = plots.mean_interval(errors[:, None])
        print(
            f"{name:<12} believed {belief.believed[counts].mean():5.1f}, received "
            f"{belief.received[counts].mean():5.1f}; error, episode by episode: "
            f"{errors.mean():+.1f} ({low:+.1f} to {high:+.1f}) over {len(errors)} "
            f"episodes"
        )


with checks.demonstration():
    beliefs = {
        name: beliefs_of(agent, seed=7_000_000) for name, agent in agents.items()
    }
    print_errors()

# %% [markdown]
# A positive error is optimism, a negative one pessimism. Before you read the method into this sign, note what works *against* overestimation
# here: four actions only, which differ little; targets that sum several real rewards before a maximum comes in; and a training that was
# stopped as soon as the policy was good, so that its values still remember worse times (the running average does, too). And note what
# the interval is: it says how well 40 episodes know the error of *this one agent*. About the method, one training run says
# nothing. On the grid, where the maximum had sixteen actions and much noise to play with, and where we could afford twelve agents each, we
# have seen what double DQN does.
#
# ### Home and safe
#
# The agent with its configuration, in a file and back (5.2 showed what goes into such a file). Loaded again, it acts as before:


# %% tags=["demo"]
def save_and_load() -> None:
    """Save each agent, load it, and compare what it does."""
    with tempfile.TemporaryDirectory() as folder:
        for name, agent in agents.items():
            path = Path(folder) / f"{name.replace(' ', '-')}.pt"
            checkpoints.save(path, agent.config, network=agent.network)
            loaded = checkpoints.load(path, dqn.Config, device)
            revived = dqn.q_network(loaded.config, n_features=8, n_actions=4).to(device)
            revived.load_state_dict(loaded.weights["network"])
            seen = beliefs[name].observations.reshape(-1, 8)[::17]
            same = np.array_equal(
                networks.greedy_policy(revived)(seen),
                networks.greedy_policy(agent.network)(seen),
            )
            print(
                (
                    f"{name:<12} {path.stat().st_size / 1024:3.0f} KiB, double "
                    f"{loaded.config.double}, dueling {loaded.config.dueling}:"
                ),
                end=" ",
            )
            print(f"the same actions in {len(seen)} states: {same}")
            assert same
            assert loaded.config == agent.config


with checks.demonstration():
    save_and_load()

# %% [markdown]
# ## Exercise 4: the distribution of Q-values during training
#
# *Medium, about 25 minutes.* A single number hides much: values may be too high in some states and too low in others. At each evaluation
# we kept a copy of the network, and we have a collection of states. Draw how the distribution of the largest Q-value over these states
# moves during training: a line for the **median**, a band from the **25 %** to the **75 %** quantile and a paler one from the **5 %** to
# the **95 %** quantile, over environment steps. Label the axes, the line and both bands, and show a legend.
#
# For two evaluations of three states with values $[0, 1, 2]$ and $[4, 8, 6]$ the line goes through 1 and 6.
#
# <details><summary>Hint</summary>
#
# `np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)` gives five curves at once. `axes.fill_between(steps, low, high, alpha=0.2,
# label=...)` draws a band.
#
# </details>


# %% exercise="q_distribution_figure" task=4
def q_distribution_figure(
    steps: NDArray[np.int64], values: NDArray[np.float64]
) -> Figure:
    """Draw how the distribution of Q-values over states moves during training.

    Args:
        steps: Environment steps at each snapshot, at least two, shape
            ``[n_snapshots]``.
        values: The largest Q-value in each state at each snapshot, shape
            ``[n_snapshots, n_states]``.

    Returns:
        A new figure with one axes: the median as a line, and bands of the middle 50 %
        and the middle 90 % of the states.
    """
    # BEGIN SOLUTION
    lowest, low, middle, high, highest = np.quantile(
        values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1
    )
    figure, axes = plt.subplots()
    axes.fill_between(
        steps,
        lowest,
        highest,
        color=plots.PALETTE[0],
        alpha=0.2,
        linewidth=0,
        label="5 % to 95 %",
    )
    axes.fill_between(
        steps,
        low,
        high,
        color=plots.PALETTE[0],
        alpha=0.35,
        linewidth=0,
        label="25 % to 75 %",
    )
    axes.plot(steps, middle, color=plots.PALETTE[0], label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value of a state")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="q_distribution_figure" points=1
def test_q_distribution_figure() -> None:
    steps = np.array([100, 300])
    values = np.array([[0.0, 1.0, 2.0], [4.0, 8.0, 6.0]])
    figure = checks.figure_of(
        q_distribution_figure, steps, values, n_axes=1, thought="Return the figure."
    )
    [axes] = checks.panels_of(figure)
    checks.curve(
        "the median",
        axes,
        steps,
        [1.0, 6.0],
        thought="The median over the states, at each snapshot.",
    )
    checks.equal(
        "the number of bands",
        len(checks.bands(axes)),
        2,
        thought="One from 25 % to 75 %, one from 5 % to 95 %.",
    )
    checks.equal(
        "the number of names in the legend",
        len({name for name, _ in checks.names(axes)}),
        3,
        thought="One for the line, one for each band.",
    )


# %% hidden="q_distribution_figure" points=3
def hidden_q_distribution_figure() -> None:
    rng = np.random.default_rng(550)
    sizes = [(2, 401), (12, 401), (5, 1001), (401, 401), (3, 4), (1200, 41)]
    for number, (n_snapshots, n_states) in enumerate(sizes):
        steps = np.cumsum(rng.integers(500, 4000, size=n_snapshots))
        values = rng.gamma(2.0, 3.0, size=(n_snapshots, n_states))  # lopsided
        values -= rng.uniform(0, 9, size=(n_snapshots, 1))
        values *= [1.0, 1e-4, 1e5][number % 3]
        ordered = np.sort(values, axis=1)
        middle = (ordered[:, (n_states - 1) // 2] + ordered[:, n_states // 2]) / 2
        with checks.unchanged(steps=steps, values=values):
            figure = checks.figure_of(
                q_distribution_figure,
                steps,
                values,
                n_axes=1,
                thought="One axes, with its labels.",
            )
        [axes] = checks.panels_of(figure)
        median = checks.curve(
            "the median",
            axes,
            steps,
            middle,
            thought="Is it the median, over states, not over time?",
        )
        checks.equal(
            "the number of bands",
            len(checks.bands(axes)),
            2,
            thought="Two bands?",
        )
        if n_states < 41:  # quantiles of so few states are a matter of taste
            continue
        inner, outer = (
            checks.band(
                f"the band from {tail}",
                axes,
                steps,
                ordered[:, rank],
                ordered[:, -1 - rank],
                share=0.03,
                thought=(
                    "Which share of the states lies below the lower edge, and which "
                    "above the upper one?"
                ),
            )
            for tail, rank in (
                ("25 % to 75 %", n_states // 4),
                ("5 % to 95 %", n_states // 20),
            )
        )
        checks.own_names(
            axes,
            {
                "the median": (median, ["median"]),
                "the inner band": (
                    inner,
                    ["25", "75", "0.25", "0.75", "50", "half", "quartile"],
                ),
                "the outer band": (outer, ["5", "95", "0.05", "0.95", "90"]),
            },
            thought="Can a reader tell line and bands apart?",
        )
        checks.paler(
            "the outer band", axes, outer, inner, thought="Which band is the paler one?"
        )
        checks.labels(
            axes,
            x=("step",),
            y=("value", "q"),
            not_x=checks.NO_STEPS,
            not_y=("loss", "reward", "episode", "second", "s"),
            thought="What is along x, and what along y?",
        )
        checks.in_view(
            "the bands",
            axes,
            x=steps,
            y=ordered[:, [n_states // 20, -1 - n_states // 20]],
            thought="Is anything cut off?",
        )


# %% [markdown]
# The states are those that the finished agent saw in its 40 episodes above (every 17th step), so that each network is asked about the same
# ones. The dashed line is what the finished agent received from these states on, in the median: the truth about its policy. (Earlier
# networks had other, worse policies; for them the line is not the truth, but it is where the values have to arrive.)


# %% tags=["demo"] alt="Median, middle half and middle 90 % of the largest Q-values against environment steps, with the median of what was received as a dashed line."
def draw_q_distributions() -> None:
    """Draw each agent's Q-values during training."""
    for name, agent in agents.items():
        counts = beliefs[name].counts
        states = beliefs[name].observations[counts][::17]
        kept_values = [
            networks.outputs_of(network)(states).max(axis=1) / agent.config.reward_scale
            for _, network in snapshots[name]
        ]
        snapshot_steps = np.array([n_steps for n_steps, _ in snapshots[name]])
        figure = q_distribution_figure(
            snapshot_steps, np.array(kept_values, dtype=np.float64)
        )
        [axes] = checks.panels_of(figure)
        truth = float(np.median(beliefs[name].received[counts][::17]))
        axes.axhline(truth, color="black", linewidth=1.2, linestyle="--")
        axes.text(
            0.02,
            truth,
            "received by the final agent, median",
            transform=axes.get_yaxis_transform(),
            verticalalignment="bottom",
        )
        axes.set(title=name)
        plt.show()
        last = kept_values[-1]
        low, middle, high = np.quantile(last, [0.05, 0.5, 0.95])
        print(
            f"{name}: at the end {low:.0f} to {high:.0f} in the middle 90 % of "
            f"{len(last)} states, median {middle:.0f}; received {truth:.0f}"
        )


with checks.demonstration():
    draw_q_distributions()

# %% [markdown]
# ## Exercise 5: the project: learning curves side by side
#
# One seed has told us that DQN *can* do it. Can the two others, which of the three is better, and do they *stay* good? That takes several
# seeds and a training that goes on long after 200 has been touched. That is too long for a notebook, so the curves are stored with the course,
# together with the command that made them.
#
# ### 5a. Does it hold?
#
# *Easy, about 15 minutes.* You are given the evaluations of one run in their order. Of those **after** the first one that reached the goal,
# which share reached it too? For the goal 200 and evaluations `[150, 205, 190, 210, 230]` the first to reach it is 205, and of the three
# after it two did: $2/3$. If none ever reached it, or none came after, the answer is `nan`.
#
# <details><summary>Hint</summary>
#
# `np.flatnonzero(returns >= goal)` lists where the goal was reached. It may be empty.
#
# </details>


# %% exercise="held_share" task=5
def held_share(returns: NDArray[np.float64], goal: float) -> float:
    """Return the share of evaluations that reach the goal, among those after the first
    that did.

    Args:
        returns: Mean return of each evaluation of one run, in order, shape
            ``[n_evaluations]``; there may be none.
        goal: Mean return to reach.

    Returns:
        A number in ``[0, 1]``, or ``nan`` if no evaluation follows one that reached the
        goal.
    """
    # BEGIN SOLUTION
    reached = returns >= goal
    if not reached.any():
        return math.nan
    after = reached[int(reached.argmax()) + 1 :]
    return float(after.mean()) if len(after) else math.nan
    # END SOLUTION


# %% test="held_share" points=1
def test_held_share() -> None:
    share = checks.attempt(
        held_share, np.array([150.0, 205.0, 190.0, 210.0, 230.0]), 200.0
    )
    checks.close("the share", share, 2 / 3, thought="After 205 come 190, 210 and 230.")
    checks.close(
        "the share of a run that starts at the goal",
        checks.attempt(held_share, np.array([200.0, 150.0, 200.0]), 200.0),
        0.5,
        thought="Exactly 200 reaches it. The first one is not counted itself.",
    )
    checks.close(
        "the share of a run that never got there",
        checks.attempt(held_share, np.array([1.0, 2.0]), 200.0),
        math.nan,
        thought="nan",
    )


# %% hidden="held_share" points=2
def hidden_held_share() -> None:
    rng = np.random.default_rng(551)
    runs = [
        np.zeros(0),
        np.array([200.0]),
        np.array([0.0, 200.0]),
        np.array([200.0, 199.9]),
        np.array([200.0, 200.0]),
        np.array([300.0, 0.0, 300.0]),
        np.array([205.0, 210.0, 210.0, 190.0]),
        np.array([200.0 - 1e-9, 200.0, 200.0 - 1e-9, 200.0 + 1e-9]),
        np.array([150.0, 200.0 - 1e-9]),
        np.array([200.0, *[100.0] * 700, *[250.0] * 501]),
    ]
    runs += [rng.normal(185, 40, size=int(rng.integers(1, 30))) for _ in range(60)]
    for number, run in enumerate(runs):
        goal = 200.0 if number < 50 else float(rng.normal(190, 30))
        if number >= 60:  # an offset changes nothing
            run, goal = run - goal, 0.0
        expected_share, seen_it, later = math.nan, False, []
        for value in run.tolist():
            if seen_it:
                later.append(value >= goal)
            seen_it = seen_it or value >= goal
        if later:
            expected_share = sum(later) / len(later)
        with checks.unchanged(returns=run):
            share = checks.attempt(held_share, run, goal)
        checks.close(
            "the share",
            checks.number("the share", share, thought="Is it a number?"),
            expected_share,
            rtol=1e-9,
            thought="Does the first one itself count? What if nothing comes after it?",
        )


# %% [markdown]
# ### 5b. The figure
#
# *Project, about 40 minutes.* One panel for each agent, **side by side**, in the order in which they are given and with the agent's name as
# title. In each panel: a thin line for every run, a thick line for the mean over the runs with a band for the **95 % confidence interval of
# that mean** (by Student's t, since runs are few), and a horizontal line at the goal. Nothing may be cut off. So that the panels can be compared, they all have the same x limits and the same y
# limits; both axes of each panel are labelled.
#
# With the runs `[[0, 10], [20, 30]]` a panel has the lines 0 to 10, 20 to 30, and their mean, 10 to 20.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)` gives panels with common limits. `plots.curve_with_interval(axes, steps,
# runs, label=...)` draws the mean with its band, and `axes.axhline(goal)` a horizontal line.
#
# </details>


# %% exercise="learning_curves_figure" task=5
def learning_curves_figure(
    steps: NDArray[np.int64], returns: Mapping[str, NDArray[np.float64]], goal: float
) -> Figure:
    """Draw the learning curves of several agents side by side, with every run, their
    mean and its interval.

    Args:
        steps: Environment steps at each evaluation, shape ``[n_evaluations]``.
        returns: For each agent's name the mean returns of its runs, shape ``[n_runs,
            n_evaluations]``, at least two runs.
        goal: Where to draw the horizontal line.

    Returns:
        A figure with one panel for each agent, left to right.
    """
    # BEGIN SOLUTION
    figure, panels = plt.subplots(
        1,
        len(returns),
        figsize=(3.2 * len(returns), 3.6),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for axes, (name, runs), colour in zip(
        panels[0], returns.items(), plots.PALETTE * len(returns), strict=False
    ):
        for run in runs:
            axes.plot(steps, run, color=colour, linewidth=0.6, linestyle="-", alpha=0.5)
        plots.curve_with_interval(
            axes, steps, runs, label=f"mean of {len(runs)} runs", colour=colour
        )
        axes.axhline(
            goal, color="0.3", linewidth=1, linestyle=":", label=f"goal: {goal:.0f}"
        )
        axes.set(title=name, xlabel="environment steps", ylabel="greedy return")
        axes.locator_params(axis="x", nbins=4)
        axes.legend(loc="lower right")
    return figure
    # END SOLUTION


# %% test="learning_curves_figure" points=1
def test_learning_curves_figure() -> None:
    returns = {
        "DQN": np.array([[0.0, 10.0], [20.0, 30.0], [4.0, 8.0]]),
        "double DQN": np.array([[5.0, 40.0], [7.0, 60.0], [9.0, 50.0]]),
    }
    steps = np.array([0, 100])
    figure = checks.figure_of(
        learning_curves_figure,
        steps,
        returns,
        25.0,
        n_axes=2,
        arranged="row",
        thought="One panel for each agent.",
    )
    panels = checks.panels_of(figure)
    checks.titles(panels, list(returns), thought="The agents' names, in their order.")
    for axes, runs, mean in zip(
        panels, returns.values(), ([8.0, 16.0], [7.0, 50.0]), strict=True
    ):
        thin = [
            checks.curve("a run", axes, steps, run, thought="Every run is a line.")
            for run in runs
        ]
        thick = checks.curve(
            "the mean", axes, steps, mean, thought="The mean over the runs."
        )
        checks.true(
            "a mean that is thicker than the runs",
            all(thick.look.width > run.look.width for run in thin),
            thought="Which line is thin, which thick?",
        )
        checks.level("the goal", axes, 25.0, thought="axes.axhline draws one.")
    checks.equal(
        "the limits of the y axes",
        panels[0].get_ylim(),
        panels[1].get_ylim(),
        thought="Can heights be compared across panels?",
    )


# %% hidden="learning_curves_figure" points=4
def hidden_learning_curves_figure() -> None:
    rng = np.random.default_rng(552)
    # Student's t for 95 %, by the number of runs
    reach = {2: 12.7062, 3: 4.3027, 5: 2.7764, 25: 2.0639}
    for names, n_points, counts, scale in [
        (["alone"], 6, [25], 1.0),
        (["a", "b", "c"], 14, [25, 3, 5], 1.0),
        (["double Q", "Q"], 5, [2, 5], 1e-4),
        (["one", "two", "three", "four"], 3, [5, 2, 25, 3], 1e5),
        ([f"n = {2**i}" for i in range(8, 0, -1)], 4, [3] * 8, 1.0),
    ]:
        steps = np.cumsum(rng.integers(500, 9000, size=n_points))
        returns = {
            name: scale * rng.uniform(-300, 250, size=n_points)
            + scale * rng.gamma(2.0, rng.uniform(5, 60), size=(n_runs, n_points))
            for name, n_runs in zip(names, counts, strict=True)
        }
        goal = scale * float(rng.uniform(50, 250))
        if len(names) == 3:
            goal = -2_000.0  # no run comes near it
        with checks.unchanged(steps=steps, returns=returns):
            figure = checks.figure_of(
                learning_curves_figure,
                steps,
                returns,
                goal,
                n_axes=len(names),
                arranged="row",
                thought="One panel for each agent, each with labels on both axes?",
            )
        panels = checks.panels_of(figure)
        checks.titles(panels, names, thought="In the order in which they are given?")
        for axes, runs in zip(panels, returns.values(), strict=True):
            n_runs = len(runs)
            mean = runs.sum(axis=0) / n_runs
            error = np.sqrt(((runs - mean) ** 2).sum(axis=0) / (n_runs - 1) / n_runs)
            low, high = mean - reach[n_runs] * error, mean + reach[n_runs] * error
            thin = [
                checks.curve(
                    "a run",
                    axes,
                    steps,
                    run,
                    thought="Is each run there, over environment steps?",
                )
                for run in runs
            ]
            thick = checks.curve(
                "the mean",
                axes,
                steps,
                mean,
                thought="Is it the mean over the runs, over environment steps?",
            )
            checks.true(
                "a mean that is thicker than the runs",
                all(thick.look.width > run.look.width for run in thin),
                thought="Which is the thick line?",
            )
            checks.level(
                "the goal",
                axes,
                goal,
                across=True,
                thought="Does every panel have it, at the goal that was asked for?",
            )
            checks.labels(
                axes,
                x=("step",),
                y=("return", "reward"),
                not_x=checks.NO_STEPS,
                not_y=("loss", "value", "second", "s"),
                thought="What is along x, and what along y?",
            )
            checks.equal(
                "the limits",
                [axes.get_xlim(), axes.get_ylim()],
                [panels[0].get_xlim(), panels[0].get_ylim()],
                thought="Comparable?",
            )
            checks.in_view(
                "the runs", axes, x=steps, y=runs, thought="Is anything cut off?"
            )
            checks.equal(
                "the number of bands",
                len(checks.bands(axes)),
                1,
                thought="One band, around the mean?",
            )
            checks.band(
                "the band",
                axes,
                steps,
                low,
                high,
                share=0.005,
                thought=(
                    "Is it Student's 95 % interval of the mean: not one standard "
                    "error, not the spread of the runs, and for the number of runs?"
                ),
            )
            checks.in_view(
                "the band",
                axes,
                y=0.99 * np.array([low, high]) + 0.01 * mean,
                thought="Is anything cut off?",
            )


# %% [markdown]
# ### The curves
#
# These are greedy returns of runs that were trained to the end, whatever they reached on the way.

# %% tags=["demo"] alt="Three panels of the greedy return against environment steps, for DQN, double DQN and dueling DQN: single runs, their mean with its interval and the goal of 200. Every run of the first two reaches it, and some fall below it again; of five dueling runs three stay below, two of these near zero."
with checks.demonstration():
    record = records.learning_curves("lunar_lander")
    learning_curves_figure(record.steps, record.returns, GOAL)
    plt.show()
    # A run that never reached the goal has held nothing.
    held = {
        name: np.nan_to_num([held_share(run, GOAL) for run in runs])
        for name, runs in record.returns.items()
    }
    n_late = len(record.steps) // 5
    late_returns = {
        name: runs[:, -n_late:].mean(axis=1) for name, runs in record.returns.items()
    }


def print_curves() -> None:
    """Print when each agent reached the goal, how it held it, and how it compares."""
    versions = ", ".join(f"{name} {number}" for name, number in record.versions.items())
    n_seeds = len(record.seeds)
    print(f"made by `{record.command}`, {n_seeds} seeds for each agent; {versions}")
    n_reached: dict[str, int] = {}
    for name, runs in record.returns.items():
        reached = (runs >= GOAL).any(axis=1)
        n_reached[name] = int(reached.sum())
        first = record.steps[(runs >= GOAL).argmax(axis=1)[reached]]
        [low], [high] = plots.mean_interval(late_returns[name][:, None])
        seconds = record.cpu_seconds[name].mean()
        print(f"{name}, {seconds:.0f} CPU seconds for each run:")
        print(f"  {n_reached[name]} of {len(runs)} runs reached 200", end=", ")
        print(f"half of these by step {np.median(first):.0f};")
        print(
            f"  then it was held in {held[name].mean():.0%} of the evaluations", end=""
        )
        print(f"; the last fifth: {late_returns[name].mean():.0f}", end="")
        print(f" ({low:.0f} to {high:.0f})")
    for name in ("double DQN", "dueling DQN"):
        lead = late_returns[name] - late_returns["DQN"]
        [low], [high] = plots.mean_interval(lead[:, None])
        is_told = not low <= 0 <= high
        verdict = "these seeds can tell" if is_told else "these seeds cannot tell"
        print(f"last fifth of training, {name} less DQN: {lead.mean():+.0f}", end=" ")
        print(f"({low:+.0f} to {high:+.0f}): {verdict}")
        assert not is_told
    assert n_seeds == 5
    assert n_reached == {"DQN": 5, "double DQN": 5, "dueling DQN": 2}
    assert [int((held[name] == 1).sum()) for name in held] == [3, 3, 1]
    assert min(held["double DQN"]) < 0.3
    assert (np.sort(late_returns["dueling DQN"])[:2] < 0).all()


with checks.demonstration():
    print_curves()

# %% [markdown]
# Look at the thin lines first. All ten runs of DQN and of double DQN reach 200. Six of them never fall below it again. The other four do,
# one of them (double DQN) at three of four later evaluations. An agent that lands today may crash some thousand steps later, with nothing
# wrong in its code: every update that mends the values of some states moves those of others. The share above says how often an evaluation
# after the first success was a success too; a run without any success counts as 0.
#
# Of the five dueling runs only two reach 200, and two others end below 0. Does the network that was to make learning easier make it
# *harder* here? Be as strict as the intervals are. They come from five seeds of one world, and both of them hold 0: two of five against
# five of five looks like a verdict, and may be luck. What the curves do say is that neither method may be taken on trust: measure it on
# your own task. Papers have found advantages of both on dozens of games; a single world with four actions is a small witness.
#
# In the long budget (`RLCOURSE_BUDGET=long`) this notebook also trains runs of its own, on other seeds, and draws them in the same way.


# %% tags=["demo"]
def draw_own_runs(n_seeds: int, n_steps: int) -> None:
    """Train all three agents on further seeds, and draw their curves."""
    runs: dict[str, list[list[float]]] = {}
    for seed in range(50, 50 + n_seeds):
        for name, config in variants(dqn.LUNAR_LANDER, seed=seed).items():
            endless = replace(config, total_steps=n_steps, stop_at=None)
            evaluations = dqn.train(endless, device).evaluations
            runs.setdefault(name, []).append(
                [found.mean_return for found in evaluations]
            )
    n_found = min(len(run) for found in runs.values() for run in found)
    grid = dqn.LUNAR_LANDER.evaluate_every * np.arange(1, n_found + 1)
    cut = {
        name: np.array([run[:n_found] for run in found]) for name, found in runs.items()
    }
    learning_curves_figure(grid, cut, GOAL)
    plt.show()


with checks.demonstration():
    n_own_seeds = budgets.pick(short=0, long=3)
    if n_own_seeds:
        draw_own_runs(n_own_seeds, n_steps=200_000)
    print(f"own runs: {n_own_seeds} seeds for each agent")

# %% [markdown]
# ## Summary and outlook
#
# - A maximum over noisy estimates is too high, and bootstrapping multiplies the error by up to $\gamma / (1 - \gamma)$. The double
#   estimator lets one choose and another judge.
# - Double DQN removes the part of the error that the two networks do not share. In a world with known values that was about half; a small
#   replay buffer made the whole error many times larger; and an independent agent removed nearly all of it.
# - A dueling network is identifiable because of the mean: $V$ is then the mean of the Q-values, and one update of one action moves the
#   others along.
# - DQN lands, confirmed by two independent sets of 100 episodes. On the stored curves every run of DQN and of double DQN reached 200, and
#   two of the five dueling runs; five seeds cannot tell the means apart. The numbers of this run:


# %% tags=["demo"]
def print_summary() -> None:
    """Print the numbers of this run."""
    print(
        f"overestimation that double DQN removed on the grid: {removed[None]:.0%} "
        f"(fresh), {removed[4_000]:.0%} (replay)"
    )
    for name, (first, second) in judgements.items():
        error = beliefs[name].errors().mean()
        print(
            (
                f"{name:<12} {first.mean():5.0f} and {second.mean():4.0f} over 100 "
                f"episodes each, after {agents[name].n_steps} steps;"
            ),
            end=" ",
        )
        print(f"Q-values off by {error:+.1f}")
    print("on the stored curves, from the first 200 on:")
    for name, shares in held.items():
        print(f"{name:<12} at 200 in {shares.mean():.0%} of the later evaluations")


with checks.demonstration():
    print_summary()

# %% [markdown]
# - Touching 200 is not holding it. That is why an agent is stored when it is good, and judged by episodes that had no part in the choice.
#
# **Where it leads.** 5.5 leaves values aside and learns the policy itself, 5.6 brings the two together: its critic is $V$, and its
# advantages are what you have just learned to separate.
#
# **Further reading.** Hessel et al., *Rainbow: Combining improvements in deep reinforcement learning* (2018), takes both methods of this
# part, and multi-step targets, apart again to see what each is worth. Thrun and Schwartz, *Issues in using function approximation for
# reinforcement learning* (1993), saw the overestimation first. Fujimoto, van Hoof and Meger, *Addressing function approximation error in
# actor-critic methods* (2018), go back to two critics and take the smaller. The file `rlcourse/agents/dqn.py`.
