# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.3: Experience replay and target networks"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# The deep Q-network of part 5.2 came with two ideas that were stated and never tested: learn from old experience, drawn at random, and
# aim at targets that stand almost still. Every textbook says that both are needed, usually in one sentence. **Are they? How much? And how
# would you find out?**
#
# In this part we take each of them away, and nothing else, and train eight agents every time. Some of the folklore holds, more brutally
# than you may expect. Some of it does not, and one sentence that sounds harmless ("it makes learning more stable") turns out to be
# wrong if stability is measured as it often is. The subject is DQN; the craft is the controlled experiment.
#
# **After this part you can**
#
# - write hard and soft updates of a target network, and say how fast each lets news pass;
# - say what a batch from a replay buffer is worth, in independent transitions, and measure it;
# - compare two settings over seeds with an interval for the difference, where the *seed* is the unit that counts;
# - predict what a target period does to the values before you run anything, and tune with a rule that admits ties;
# - read a plot of variances without being fooled by it.
#
# **Builds on** 5.2 (replay buffer, targets, update: we use the library's fast version here) and 5.1.
#
# **Time** about 40 minutes to read, 155 to work.
#
# **Sources** Mnih et al., *Human-level control through deep reinforcement learning* (2015). Lillicrap et al., *Continuous control with
# deep reinforcement learning* (2016). Zhang and Sutton, *A deeper look at experience replay* (2017). Fedus et al., *Revisiting
# fundamentals of experience replay* (2020). Sutton and Barto, *Reinforcement Learning* (2nd edition), sections 11.2, 11.3 and 16.5.

# %%
import copy
import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, cast
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding, stopwatch
from rlcourse.agents import dqn, dqn_members, evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import controls, plots
from torch import Tensor, nn
from torch.nn import functional

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
budget = budgets.current()
seeding.seed_everything(53)
plots.use_style()
watch = stopwatch.Stopwatch()

# %% [markdown]
# ## Mathematics
#
# ### The target network
#
# DQN fits $Q(S_i, A_i; \theta)$ to the targets
#
# $$y_i = R_i + \gamma\,(1 - d_i) \max_{a'} Q(S_i', a'; \theta^-),$$
#
# where $d_i$ is 1 if the step terminated the episode. Without a target network $\theta^- = \theta$: each update moves what it aims at.
# With one, $\theta^-$ is an older $\theta$. There are two ways to let it follow. With $n$ the number of updates so far,
#
# $$\text{hard:}\quad \theta^- \leftarrow \theta \ \text{ whenever $n$ is a multiple of $N$}, \qquad\qquad
# \text{soft:}\quad \theta^- \leftarrow \theta^- + \tau\,(\theta - \theta^-) \ \text{ after every update.}$$
#
# As pseudocode, with what this part varies in lines 2, 5 and 7 to 10:
#
# ```text
# DQN with a target network and replay
#  1  theta <- small random numbers;  theta^- <- theta;  n <- 0
#  2  buffer <- empty, with room for M transitions (without replay: for one step)
#  3  repeat for each step of the environments:
#  4      act epsilon-greedily with Q(s, .; theta); put the transitions into the buffer
#  5      draw B transitions (S_i, A_i, R_i, S'_i, d_i) from the buffer, with replacement
#  6      y_i <- R_i + gamma (1 - d_i) max_a' Q(S'_i, a'; theta^-)
#  7      theta <- theta - alpha * gradient of the mean loss of Q(S_i, A_i; theta) - y_i
#  8      n <- n + 1
#  9      hard: if n is a multiple of N:  theta^- <- theta
# 10      soft: theta^- <- theta^- + tau (theta - theta^-)
# ```
#
# Mnih et al. (2015) copy; Lillicrap et al. (2016) move softly (the average is named after Polyak). $N = 1$ and $\tau = 1$ both mean "no
# target network".
#
# How old is what the target network knows? Let $\theta$ stand still from some update on. After $k$ soft updates the distance has shrunk
# to $(1 - \tau)^k$ of what it was, since each one multiplies $\theta - \theta^-$ by $1 - \tau$. A hard update closes the whole distance at
# once, after up to $N$ updates.
#
# And if $\theta$ moves on, by one unit at each update? Between two copies a hard target is behind by $0, 1, \dots, N - 1$ units: $(N - 1)/2$
# on average. A soft one settles where the distance $\ell$ after an update reproduces itself, $\ell = (1 - \tau)(\ell + 1)$, so that
# $\ell = (1 - \tau)/\tau$.
#
# ### Replay
#
# A batch of $B$ transitions stands in for all there is to learn from: an update uses the *mean* of a quantity $x$ over the batch (a
# gradient, in the end). If the $B$ values are independent and have variance $\sigma^2$, the mean has variance $\sigma^2 / B$. If they
# resemble each other, the mean varies more. Define the **effective batch size** by
#
# $$B_{\text{eff}} = \frac{\sigma^2}{\operatorname{Var}(\text{mean of a batch})}:$$
#
# so many *independent* transitions would do as well.
#
# ### Comparing settings
#
# A run's score is one number. Run $i$ of setting $a$ gives $x_{ai}$, and runs with different seeds are independent. Two evaluations of
# *one* run are not: if the run went wrong, both show it. So the number of observations is the number of seeds, however many
# evaluations each run has.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $\theta$, $\theta^-$ | weights of the Q-network and of the target network | `network`, `target_network` | modules |
# | $n$ | number of updates so far | `n_updates` | int |
# | $N$ | updates from one copy to the next | `period`, `target_period` | int |
# | $\tau$ | share of the way at each soft update | `rate`, `target_rate` | scalar in $(0, 1]$ |
# | $B_{\text{eff}}$ | effective batch size | `effective_batch_size(batches)` | scalar |
# | $x_{ai}$ | score of run $i$ with setting $a$ | `scores[a][i]` | `[n_seeds]`, float64 |
# | evaluations of all runs | greedy mean returns along training | `runs` | `[n_seeds, n_points]`, float64 |
#
# ## A world of two steps, computed exactly
#
# Before we train anything: can a moving target really do harm? Here is the smallest pole. In state $U$ it stands upright, in state $L$ it
# leans, and after that it has fallen:
#
# $$U \xrightarrow{\ R = 1\ } L \xrightarrow{\ R = 1\ } \text{end}.$$
#
# There is one action, so that the values are $v(L) = 1$ and $v(U) = 1 + \gamma = 1.99$. The "network" is linear, $v(s) = x(s)^\top w$, with
# $x(U) = (1, 0)$ and $x(L) = (1.9, 0.62)$. Two weights for two states: the true values can be represented without any error. But what
# is learned about $U$ spills over to $L$, nearly doubled, as it does in a network that has not learned yet to tell the two apart.
#
# Suppose that a share $\mu$ of the transitions in the buffer comes from $U$ and the rest from $L$, and let $w^-$ be the weights of the
# target network. The *expected* update needs no random numbers:
#
# $$w \leftarrow w + \alpha \bigl[\, \mu\, \psi(\delta_U)\, x(U) + (1 - \mu)\, \psi(\delta_L)\, x(L) \,\bigr], \qquad
# \delta_U = 1 + \gamma\, x(L)^\top w^- - x(U)^\top w, \quad \delta_L = 1 - x(L)^\top w,$$
#
# where $\psi$ is the slope of the loss: $\psi(e) = e$ for the squared error, and $e$ cut to $[-1, 1]$ for Huber's loss.


# %%
def two_step_values(
    period: int,
    share: float,
    *,
    huber: bool,
    n_updates: int = 6_000,
    step_size: float = 0.05,
) -> NDArray[np.float64]:
    """Value of the upright state after each expected update of the two-step world.

    Args:
        period: Updates from one copy of the weights to the next; 1 for no target
            network.
        share: Share mu of the transitions that start upright, in ``[0, 1]``.
        huber: Whether errors are cut to ``[-1, 1]``, as Huber's loss does.
        n_updates: Number of updates.
        step_size: The step size alpha.

    Returns:
        Estimated value of the upright state, shape ``[n_updates]``.
    """
    features = np.array([[1.0, 0.0], [1.9, 0.62]])  # of U and of L
    shares = np.array([share, 1.0 - share])
    weights, target_weights = np.zeros(2), np.zeros(2)
    values = np.zeros(n_updates)
    for number in range(1, n_updates + 1):
        targets = np.array([1.0 + 0.99 * features[1] @ target_weights, 1.0])
        errors = targets - features @ weights
        slopes = np.clip(errors, -1.0, 1.0) if huber else errors
        weights = weights + step_size * features.T @ (shares * slopes)
        if number % period == 0:
            target_weights = weights
        values[number - 1] = features[0] @ weights
    return values


# %% tags=["demo", "nbval-check-output"]
def show_two_step_values() -> None:
    """Print the largest and the last value, for each mixture, period and loss."""
    print("largest value along the way -> value at the end; the truth is 1.99")
    print("share of U   period      squared error          Huber")
    last: dict[tuple[float, int, bool], float] = {}
    for share in (0.5, 0.8, 0.9):
        for period in (1, 30, 300, 1_000):
            told = f"{share:>10}{period:>9}  "
            for huber in (False, True):
                values = two_step_values(period, share, huber=huber)
                last[share, period, huber] = values[-1]
                told += f"{values.max():>9.3g} -> {values[-1]:<7.3g}"
            print(told)
    for huber in (False, True):  # a long period finds the truth where none does not
        assert abs(last[0.5, 1, huber] - 1.99) < 0.05
        assert abs(last[0.8, 300, huber] - 1.99) < 0.05
        assert abs(last[0.9, 1_000, huber] - 1.99) < 0.15
    assert abs(last[0.8, 1, False] - 1.99) < 0.05
    assert min(last[0.8, 1, True], last[0.9, 1, False]) > 50


show_two_step_values()

# %% [markdown]
# Read the table slowly, from top to bottom.
#
# - **Half and half** is how an agent would visit the two states, and then everything works, without any target network.
# - **Four of five transitions from $U$**, as a buffer may well hold them, and no target network: with the squared error the value rises
#   to 2.7 times the truth and comes back. With Huber's loss it never comes back. A period of 30 changes nothing for Huber's loss, and
#   little for the other; one of 300 cures it.
# - **Nine of ten**: now the squared error explodes as well, and much faster. (Look at the exponent.) A period of 300 holds it, but
#   ends 40 % below the truth; for Huber's loss it takes 1,000. The worse the mixture, the longer the network must be left in peace between two copies.
#
# What happens? $U$ aims at a target that contains $v(L)$; moving $v(U)$ up carries $v(L)$ up with it, nearly twice as far; so the target
# has risen by more than the value, and the error grew. The only thing that pulls back is the transition that *ends* the episode: its target
# is 1, whatever the network thinks. The squared error lets it pull harder the further $v(L)$ has gone astray. Huber's loss cuts its pull to
# 1, the same as that of a tiny mistake, and there are four of the others for one of it. With a target network, $U$ reaches its target
# and falls silent, and $L$ has all the time until the next copy to come to rest.
#
# Bootstrapping, learning from another distribution than the policy's own, and function approximation: Sutton and Barto (section 11.3)
# call the three together the **deadly triad**. Without any one of them, this cannot happen. Move the sliders to find out where harm begins.


# %% alt="Two curves, squared error and Huber's loss, and the true value as a line: the estimated value of the upright state over updates, for the target period and the mixture that the sliders choose." tags=["demo"]
def draw_two_steps(period: int, share: float) -> Figure:
    """Values of the upright state along the updates, for both losses."""
    figure, axes = plt.subplots()
    for huber, name in ((False, "squared error"), (True, "Huber's loss")):
        values = two_step_values(period, share, huber=huber, n_updates=3_000)
        axes.plot(np.arange(1, 3_001), values, label=name)
    axes.axhline(1.99, color="black", linewidth=0.8, linestyle="-", label="true value")
    axes.set(
        xlabel="updates",
        ylabel="estimated value of the upright state",
        title=f"target period: {period} (updates)",
        ylim=(-2, 20),
    )
    axes.legend()
    return figure


controls.interactive_figure(
    draw_two_steps,
    period=controls.slider(1, 1_000, 1, 1, "target period (updates)"),
    share=controls.slider(0.5, 0.9, 0.02, 0.8, "share of upright transitions"),
)

# %% [markdown]
# ## Exercise 1: the target network
#
# (First some tools for the tests of this exercise: a layer filled with one number, and a network with everything that networks have, weights,
# float buffers and an integer buffer.)


# %%
def filled_layer(value: float) -> nn.Linear:
    """A layer of two inputs, each weight and bias of this value."""
    layer = nn.Linear(2, 1, device=device)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.fill_(value)
    return layer


def network_with_buffers(seed: int, n_features: int = 3) -> nn.Sequential:
    """Scale, linear, batch normalisation, linear; parameters and buffers are random
    numbers, the counter of batches a random integer.
    """
    generator = torch.Generator().manual_seed(seed)
    network = nn.Sequential(
        networks.Scale([1.0] * n_features),
        nn.Linear(n_features, 4),
        nn.BatchNorm1d(4),
        nn.ReLU(),
        nn.Linear(4, 2),
    ).to(device)
    with torch.no_grad():
        for values in network.state_dict().values():
            drawn = torch.randn(values.shape, generator=generator)
            values.copy_(
                drawn if values.is_floating_point() else (100 * drawn.abs()).long() + 7
            )
    return network


def numbers_of(network: nn.Module) -> dict[str, NDArray[np.float64]]:
    """Copies of all parameters and buffers, by name."""
    return {
        name: values.detach().cpu().numpy().astype(np.float64).copy()
        for name, values in network.state_dict().items()
    }


# %% [markdown]
# ### 1a. The hard update
#
# *Easy, about 15 minutes.* Call this function after each update: if the number of updates so far is a multiple of the period, the target
# network becomes a copy of the Q-network; else nothing happens.
#
# What "a copy" means is where the bugs are. Copy **into** the memory that the target network has (others may hold views of it: the fast
# agent acts with NumPy on such views). The two must stay **independent**: an update of one may not reach the other. And copy everything
# that belongs to the network, its **buffers** too (numbers that are no weights, such as the running means of a batch normalisation). The
# Q-network stays as it is: its numbers, its gradients, its mode. The target network is never trained, so it gets no gradients, the
# Q-network's least of all.
#
# With period 3 the target network changes after updates 3, 6, 9, ...
#
# <details><summary>Hint</summary>
#
# One method of `nn.Module` copies parameters and buffers in place; part 5.2 used it to load an agent. By hand: loop over
# `zip(target_network.parameters(), network.parameters(), strict=True)`, then over the `buffers()`, and use `copy_` under
# `torch.no_grad()`.
#
# </details>


# %% exercise="hard_update" task=1 forbid="rlcourse.agents.dqn"
def hard_update(
    target_network: nn.Module, network: nn.Module, n_updates: int, period: int
) -> None:
    """Copy the Q-network into the target network, every ``period`` updates.

    Args:
        target_network: Changes in place, parameters and buffers.
        network: The Q-network, of the same architecture; stays as it is.
        n_updates: Number of updates of the Q-network so far, at least 1.
        period: Number of updates from one copy to the next, at least 1.

    Source:
        Mnih et al. (2015), algorithm 1.
    """
    # BEGIN SOLUTION
    if n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())
    # END SOLUTION


# %% test="hard_update" points=1
def test_hard_update() -> None:
    network, target = filled_layer(1.0), filled_layer(0.0)
    view = target.weight.detach()  # looks at the memory of the target's weights
    seen: list[float] = []
    for n_updates in range(1, 7):
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(float(n_updates))
        checks.attempt(hard_update, target, network, n_updates, 3)
        seen.append(target.weight[0, 0].item())
    checks.close(
        "a target weight after updates 1 to 6, with period 3",
        seen,
        [0, 0, 3, 3, 3, 6],
        thought="When is n a multiple of 3?",
    )
    checks.close(
        "the target's bias", target.bias, [6.0], thought="All parameters, the bias too."
    )
    checks.close(
        "the Q-network's weights",
        network.weight,
        [[6.0, 6.0]],
        thought="Who copies from whom?",
    )
    checks.close(
        "the memory that the target's weights had at first",
        view,
        [[6.0, 6.0]],
        thought="Copy into the memory that is there: `copy_`, or load_state_dict.",
    )


# %% hidden="hard_update" points=2
def hidden_hard_update() -> None:
    rng = np.random.default_rng(530)
    for seed, (period, first, last) in enumerate(
        [(1, 1, 3), (2, 1, 5), (7, 5, 15), (100, 99, 102), (1000, 1, 3), (3, 299, 304)]
    ):
        network, target = (
            network_with_buffers(10 + seed),
            network_with_buffers(50 + seed),
        )
        for module in (network, target):
            module.train(bool(rng.integers(2)))
            for parameter in module.parameters():
                parameter.requires_grad_(bool(rng.integers(2)))
        for parameter in network.parameters():
            parameter.grad = torch.ones_like(parameter)
        views = {name: values.detach() for name, values in target.state_dict().items()}
        expected = numbers_of(target)
        for n_updates in range(first, last):
            with torch.no_grad():
                for values in network.state_dict().values():
                    values.add_(1)
            if n_updates in range(0, 10_000, period):
                expected = numbers_of(network)
            with checks.unchanged(network=network):
                checks.attempt(hard_update, target, network, n_updates, period)
            actual = numbers_of(target)
            for name, values in expected.items():
                checks.close(
                    "the target network",
                    actual[name],
                    values,
                    thought="Weights, biases, buffers: all of them, and only when due?",
                )
                checks.close(
                    "the memory that the target network had at first",
                    views[name],
                    values,
                    thought="Is the copy made into the memory that is there?",
                )
        checks.true(
            "weights without a history",
            all(p.is_leaf and p.grad_fn is None for p in target.parameters()),
            thought="Does the copy take part in the gradient?",
        )
        checks.true(
            "a target network without gradients",
            all(p.grad is None for p in target.parameters()),
            thought="Who is trained, and whose gradients are they?",
        )


# %% [markdown]
# ### 1b. The soft update
#
# *Medium, about 15 minutes.* Move each **parameter** of the target network by the share `rate` of the way towards the Q-network's. Copy
# each **buffer** as it is: an average of two counters is no counter. As before: into the memory that is there, independent, without
# gradients, and the Q-network stays as it is. (Frozen parameters move like all others: what is frozen for an optimiser is not for a copy.)
#
# A target weight of 10, a weight of 20 and a rate of 0.25 give 12.5; once more, 14.375.
#
# <details><summary>Hint</summary>
#
# `target_parameter.lerp_(parameter, rate)` does the move in place, and `target_buffer.copy_(buffer)` the copy; both under
# `torch.no_grad()`. Which of the two weights gets the share `rate`, and which `1 - rate`?
#
# </details>


# %% exercise="soft_update" task=1 forbid="rlcourse.agents.dqn"
def soft_update(target_network: nn.Module, network: nn.Module, rate: float) -> None:
    """Move the target network a share of the way towards the Q-network.

    Args:
        target_network: Changes in place: parameters move, buffers are copied.
        network: The Q-network, of the same architecture; stays as it is.
        rate: The share, in ``(0, 1]``; 1 copies.

    Source:
        Lillicrap et al. (2016), algorithm 1.
    """
    # BEGIN SOLUTION
    with torch.no_grad():
        for slow, fast in zip(
            target_network.parameters(), network.parameters(), strict=True
        ):
            slow.lerp_(fast, rate)
        for kept, new in zip(target_network.buffers(), network.buffers(), strict=True):
            kept.copy_(new)
    # END SOLUTION


# %% test="soft_update" points=1
def test_soft_update() -> None:
    network, target = filled_layer(20.0), filled_layer(10.0)
    view = target.weight.detach()  # looks at the memory of the target's weights
    checks.attempt(soft_update, target, network, 0.25)
    checks.close(
        "a target weight",
        target.weight,
        [[12.5, 12.5]],
        thought="A quarter of the way from 10 to 20.",
    )
    checks.attempt(soft_update, target, network, 0.25)
    checks.close(
        "a target weight after a second update",
        target.weight,
        [[14.375, 14.375]],
        thought="A quarter of what is left.",
    )
    checks.close(
        "the target's bias",
        target.bias,
        [14.375],
        thought="All parameters, the bias too.",
    )
    checks.close(
        "the Q-network's weights",
        network.weight,
        [[20.0, 20.0]],
        thought="Who follows whom?",
    )
    checks.close(
        "the memory that the target's weights had at first",
        view,
        [[14.375, 14.375]],
        thought="Move what is there: `lerp_`, or `copy_` of the new numbers.",
    )


# %% hidden="soft_update" points=2
def hidden_soft_update() -> None:
    rng = np.random.default_rng(531)
    for seed, rate in enumerate([0.005, 0.3, 0.5, 0.97, 1.0]):
        network = network_with_buffers(100 + seed)
        target = network_with_buffers(150 + seed)
        for module in (network, target):
            module.train(bool(rng.integers(2)))
            for parameter in module.parameters():
                parameter.requires_grad_(bool(rng.integers(2)))
        for parameter in network.parameters():
            parameter.grad = torch.ones_like(parameter)
        views = {name: values.detach() for name, values in target.state_dict().items()}
        parameter_names = {name for name, _ in target.named_parameters()}
        expected = numbers_of(target)
        for _ in range(3):
            with torch.no_grad():
                for values in network.state_dict().values():
                    values.add_(1)
            for name, aim in numbers_of(network).items():
                share = rate if name in parameter_names else 1.0
                expected[name] = expected[name] + share * (aim - expected[name])
            with checks.unchanged(network=network):
                checks.attempt(soft_update, target, network, rate)
            actual = numbers_of(target)
            for name, values in expected.items():
                thought = (
                    "Is the share right for every parameter?"
                    if name in parameter_names
                    else "What should happen to buffers?"
                )
                checks.close(
                    "the target network", actual[name], values, thought=thought
                )
                checks.close(
                    "the memory that the target network had at first",
                    views[name],
                    values,
                    thought="Is the move made in the memory that is there?",
                )
        checks.true(
            "weights without a history",
            all(p.is_leaf and p.grad_fn is None for p in target.parameters()),
            thought="Does the move take part in the gradient? Its memory would grow "
            "with every update.",
        )
        checks.true(
            "a target network without gradients",
            all(p.grad is None for p in target.parameters()),
            thought="Who is trained, and whose gradients are they?",
        )


# %% [markdown]
# ### 1c. How long is a soft memory?
#
# *Easy, about 10 minutes.* Let the Q-network stand still. After how many soft updates has the target network gone at least the given
# `share` of the way? Return the smallest such number, a whole one. (It is what you must know to compare a rate with a period.)
#
# With rate 0.3 the way that is left is 0.7, then 0.49: half of the way is behind us after 2 updates.
#
# Where the number comes out even, mind the last digit: at rate 0.5, 29 updates leave exactly $2^{-29}$, so 29 is the answer for a share of
# $1 - 2^{-29}$. The quotient of the two logarithms is 29.000000000000004 on most machines.
#
# <details><summary>Hint</summary>
#
# After $k$ updates the share $(1 - \tau)^k$ is left. Solve for $k$ with logarithms and round up. Then ask whether one update less would
# have been enough, and what happens for $\tau = 1$. (A loop that multiplies needs no logarithm.)
#
# </details>


# %% exercise="updates_until" task=1
def updates_until(share: float, rate: float) -> int:
    """Return the smallest number of soft updates that bring the target network
    ``share`` of the way to a network that stands still.

    Args:
        share: In ``(0, 1)``.
        rate: Share of the remaining way at each update, in ``(0, 1]``.
    """
    # BEGIN SOLUTION
    if rate == 1.0:
        return 1
    number = math.ceil(math.log(1.0 - share) / math.log(1.0 - rate))
    one_less_is_enough = (1.0 - rate) ** (number - 1) <= 1.0 - share
    return number - 1 if one_less_is_enough else number
    # END SOLUTION


# %% test="updates_until" points=1
def test_updates_until() -> None:
    number = checks.attempt(updates_until, 0.5, 0.3)
    checks.equal(
        "updates until half of the way, at rate 0.3",
        number,
        2,
        thought="0.7, then 0.49 are left.",
    )
    checks.true(
        "a whole number",
        type(number).__name__.startswith("int"),
        thought="`math.ceil` gives an int, `np.ceil` a float.",
    )
    checks.equal(
        "updates until half of the way, at rate 1",
        checks.attempt(updates_until, 0.5, 1.0),
        1,
        thought="Rate 1 is a copy.",
    )
    checks.equal(
        "updates until 90 % of the way, at rate 0.3",
        checks.attempt(updates_until, 0.9, 0.3),
        7,
        thought="0.7 to the 7th is 0.082.",
    )


# %% hidden="updates_until" points=1
def hidden_updates_until() -> None:
    rng = np.random.default_rng(531)
    shares, rates = rng.uniform(0.01, 0.995, 200), rng.uniform(0.002, 0.95, 200)
    close_by = [(0.99, 1.0), (0.3, 0.9), (0.5, 0.02), (0.5, 0.005), (0.9, 2e-6)]
    met_exactly = [
        (0.5, 0.5),
        (0.75, 0.5),
        (0.875, 0.5),
        (0.75, 0.75),
        (0.984375, 0.75),
        *((1.0 - 2.0**-n, 0.5) for n in (10, 29, 31)),
    ]
    for share, rate in [
        *zip(shares.tolist(), rates.tolist(), strict=True),
        *close_by,
        *met_exactly,
        (0.001, 0.5),
        (0.001, 1.0),
    ]:
        left, expected = 1.0, 0
        while left > 1.0 - share:
            left, expected = left * (1.0 - rate), expected + 1
        exact = (share, rate) in met_exactly or rate == 1.0
        if not exact and abs(left - (1.0 - share)) < 1e-9:
            continue  # rounding decides
        number = checks.attempt(updates_until, share, rate)
        checks.equal(
            "the number of updates",
            number,
            expected,
            thought="The smallest that is enough, also where it is enough exactly, "
            "where the rate is 1, and where it takes a million?",
        )
        checks.true(
            "a whole number",
            type(number).__name__.startswith("int"),
            thought="A whole number?",
        )


# %% [markdown]
# ### Your two updates, side by side
#
# A network whose only weight grows by 1 at each update, and two target networks behind it: one with your hard update and $N = 100$, one
# with your soft update and $\tau = 1/50$.


# %% alt="Three lines, a weight over updates: the network rises steadily, the hard target follows in stairs, the soft target follows smoothly about 50 updates behind." tags=["demo"]
def show_hard_and_soft() -> None:
    """Draw a weight that moves, and how both target networks follow it."""
    moving, hard, soft = (filled_layer(0.0) for _ in range(3))
    tracks = np.zeros((3, 400))
    for update in range(1, 401):
        with torch.no_grad():
            moving.weight.add_(1.0)
        hard_update(hard, moving, update, 100)
        soft_update(soft, moving, 1 / 50)
        tracks[:, update - 1] = [
            layer.weight[0, 0].item() for layer in (moving, hard, soft)
        ]
    _, axes = plt.subplots()
    names = ("Q-network", "target, hard: N = 100", "target, soft: rate 1/50")
    for track, name in zip(tracks, names, strict=True):
        axes.plot(np.arange(1, 401), track, label=name)
    axes.set(xlabel="updates", ylabel="weight")
    axes.legend()
    plt.show()
    hard_lag, soft_lag = (tracks[0] - tracks[1:])[:, 300:]  # in updates
    print("behind the network, over the last 100 updates:")
    print(f"  hard {hard_lag.mean():.1f} updates on average", end=" ")
    print(f"({hard_lag.min():.0f} to {hard_lag.max():.0f})")
    print(f"  soft {soft_lag.mean():.1f}")
    half, most = updates_until(0.5, 1 / 50), updates_until(0.9, 1 / 50)
    print(f"a soft target of rate 1/50 has gone half of the way after {half} updates,")
    print(f"90 % after {most}")
    assert abs(hard_lag.mean() - 49.5) < 0.01
    assert 48 < soft_lag.mean() < 50


with checks.demonstration():
    show_hard_and_soft()

# %% [markdown]
# The hard target stands still, then jumps; the soft one glides at a constant distance. A hard target is $(N - 1)/2$ updates behind on
# average, a soft one $(1 - \tau)/\tau$: equal for $\tau = 2/(N + 1)$. So these two are equals, and we can ask which *kind* is better
# without comparing a short lag with a long one.
#
# ## The experiment: without a target network
#
# One setting is the base, and every other one differs from it in **one thing**. All of its choices stand here. The batch, the number of
# updates, the schedule of exploration, the network and the learning rate are the same in everything that follows.


# %%
n_seeds = budgets.pick(short=8, long=16)
total_steps = budgets.pick(short=6_000, long=20_000)
BASE = dqn.Config(
    seed=530,
    total_steps=total_steps,
    n_envs=4,
    hidden=(64, 64),
    batch_size=32,
    learning_rate=1e-3,
    learning_starts=256,
    buffer_size=total_steps,  # all experience is kept
    target_rate=1.0,
    target_period=100,  # a hard update every 100 updates
    epsilon_steps=2_000,
    evaluate_every=500,
    evaluation_episodes=10,
)
n_updates = (
    BASE.total_steps - BASE.learning_starts
) // BASE.n_envs  # about: one update for each vector step


# %% tags=["demo"]
def curves_of(config: dqn.Config) -> list[dqn_members.Curve]:
    """Train ``n_seeds`` agents side by side, each configuration once."""
    if config not in trained:
        with watch("training"):
            trained[config] = dqn_members.train(config, n_seeds, device)
    return trained[config]


def runs_of(curves: Sequence[dqn_members.Curve]) -> NDArray[np.float64]:
    """Greedy mean returns along training, in environments of their own: ``[n_seeds,
    n_points]``.
    """
    return np.array(
        [[found.mean_return for found in curve.evaluations] for curve in curves]
    )


def scores_of(curves: Sequence[dqn_members.Curve]) -> NDArray[np.float64]:
    """One number for each run, ``[n_seeds]``: the mean of its evaluations in the second
    half of training.
    """
    runs = runs_of(curves)
    return runs[:, runs.shape[1] // 2 :].mean(axis=1)


def values_of(curves: Sequence[dqn_members.Curve]) -> NDArray[np.float64]:
    """The value of the best action at the end of training, mean over the probe
    observations: ``[n_seeds]``.
    """
    return np.array(
        [
            networks.outputs_of(curve.network)(probes).max(axis=1).mean()
            for curve in curves
        ]
    )


def tell(settings: Mapping[str, Sequence[dqn_members.Curve]]) -> None:
    """Print each setting's score over seeds, with the interval of its mean, and what
    its networks believe.
    """
    print(
        f"{n_seeds} seeds each                   score  [95 % interval]   "
        f"believed value"
    )
    for name, curves in settings.items():
        scores = scores_of(curves)
        low, high = plots.mean_interval(scores[:, None])
        print(
            f"{name:<30}{scores.mean():>7.1f}  [{low[0]:5.1f}, "
            f"{high[0]:5.1f}]{np.median(values_of(curves)):>17.1f}"
        )


def draw_curves(settings: Mapping[str, Sequence[dqn_members.Curve]]) -> None:
    """Draw learning curves with the 95 % interval of each mean."""
    _, axes = plt.subplots()
    for number, (name, curves) in enumerate(settings.items()):
        plots.curve_with_interval(
            axes,
            evaluated_at,
            runs_of(curves),
            label=name,
            colour=plots.PALETTE[number],
        )
    axes.set(
        xlabel="environment steps",
        ylabel="greedy return, mean of 10 episodes",
    )
    axes.legend()
    plt.show()


trained: dict[dqn.Config, list[dqn_members.Curve]] = {}
evaluated_at = np.arange(
    BASE.evaluate_every, total_steps + 1, BASE.evaluate_every
)  # environment steps

rng, rollout = (
    np.random.default_rng(0),
    vector.Rollout(vector.make("CartPole-v1", 8), seed=9),
)
probes = np.concatenate(
    [rollout.step(rng.integers(2, size=8)).kept().observations for _ in range(100)]
)  # [about 770, 4]

# %% [markdown]
# A run's **score** is the mean of its greedy evaluations over the second half of training, in environments that training never sees. (Not
# the last evaluation alone: you know from 5.2 how little one may be worth.) Beside it we look at what the network *believes*: the value
# of the best action, at observations that random pushes met. No true value is above $1/(1 - \gamma) = 100$.

# %% alt="Three curves with intervals, greedy return over environment steps: both target networks rise, without a target network the return stays near 10." tags=["demo"]
no_target = dataclasses.replace(BASE, target_period=1)
soft_target = dataclasses.replace(BASE, target_rate=1 / 50, target_period=1)
by_target = {
    "hard, N = 100": curves_of(BASE),
    "soft, rate 1/50": curves_of(soft_target),
    "no target network": curves_of(no_target),
}
draw_curves(by_target)
tell(by_target)
assert scores_of(by_target["no target network"]).max() < 20
assert values_of(by_target["no target network"]).min() > 200
assert np.median(values_of(by_target["soft, rate 1/50"])) > 1.2 * np.median(
    values_of(by_target["hard, N = 100"])
)
for name in ("hard, N = 100", "soft, rate 1/50"):
    assert values_of(by_target[name]).max() < 105
    assert (
        scores_of(by_target[name]).mean()
        > 5 * scores_of(by_target["no target network"]).mean()
    )

# %% [markdown]
# Without a target network, **not one run learns anything**: every agent ends with one and the same push for ever, and believes in values
# of thousands where none above 100 exists. This is the two-step world again, grown large. So the folklore holds, and how.
#
# Hard or soft? At an equal lag there is little to tell between the scores: look at their intervals. What matters is *that* the targets lag,
# and how far, not in which manner. One difference shows in the last column: the soft target brings a little news with every update, and has
# carried the values further. (Each run is judged from ten starts of the pole, the same ones in every setting, so that settings can be
# compared. With other seeds and other starts, means may move by more than these intervals say: wait for the fresh seeds of exercise 3.)
#
# But wait. Was it the missing target network *alone*? In the two-step world the squared error survived where Huber's loss did not. For one
# run we swap the loss, and leave the target network out again.


# %% tags=["demo"]
def half_squared_error(values: Tensor, targets: Tensor, *, reduction: str) -> Tensor:
    """What Huber's loss would be if it went on as a parabola."""
    return 0.5 * functional.mse_loss(values, targets, reduction=reduction)


with (
    mock.patch.object(functional, "smooth_l1_loss", half_squared_error),
    watch("training"),
):
    squared_curves = dqn_members.train(no_target, n_seeds, device)
by_loss = {
    "no target, Huber's loss": curves_of(no_target),
    "no target, squared error": squared_curves,
    "target, Huber's loss": curves_of(BASE),
}
tell(by_loss)
assert scores_of(squared_curves).mean() > 5 * scores_of(curves_of(no_target)).mean()
assert np.median(values_of(squared_curves)) > 2 * np.median(values_of(curves_of(BASE)))

# %% [markdown]
# With the squared error the agents learn **without any target network**, if not quite as well as the base does. So "DQN needs a target
# network" is too short. Huber's loss was chosen because it forgives absurd targets; but it forgives the network's own absurdities as well,
# at the ends of episodes, where alone it is told that its values have flown away. The target network repairs what Huber's loss breaks. All
# is not well without it, though: the believed values lie far above those of the base, and above what is possible.
#
# Two remedies may each look indispensable, or superfluous, depending on what else is in the pot. That is the first lesson
# on controlled comparisons: **a result about one thing holds for the rest of the setting**, so say what the rest was.
#
# ## Exercise 2: with and without replay
#
# ### What is a batch worth?
#
# Transitions that resemble each other are worth less than their number. The **effective batch size** says how much less: the variance of all
# values of one quantity, divided by the variance of the batches' means. For the batches `[[1, 1], [3, 3]]` the variance of all values is 1,
# and the means 1 and 3 have variance 1: a batch of two is worth **one** transition. For `[[1, 1], [1, 3], [3, 1], [3, 3]]` the means 1, 2, 2,
# 3 have variance 0.5: worth 2.


# %%
def effective_batch_size(batches: NDArray[np.float64]) -> float:
    """Estimate how many independent values a batch is worth.

    Args:
        batches: One quantity in many batches, shape ``[n_batches, batch_size]``.

    Returns:
        Variance of all values over the variance of the batches' means; ``inf`` where
        the means are all the same.
    """
    variance_of_means = float(batches.mean(axis=1).var())
    return (
        float(batches.var()) / variance_of_means if variance_of_means > 0 else math.inf
    )


# %% [markdown]
# Now with real transitions. One agent of the base plays on, slightly random, four environments side by side, while its weights stay as they
# are. At many moments we draw a batch of 32 from the newest 4 transitions (one step of the four environments: that is what learning
# *without* replay means here), from the newest 400, the newest 1,500, and from all.


# %% tags=["demo"]
def observations_of_agent() -> NDArray[np.float64]:
    """What the base's best agent sees in 3,000 steps of four environments, a twentieth
    of its actions random: ``[about 12,000, 4]``, in the order of time.
    """
    generator = np.random.default_rng(54)
    rollout = vector.Rollout(vector.make("CartPole-v1", BASE.n_envs), seed=54)
    best = max(curves_of(BASE), key=lambda curve: curve.evaluations[-1].mean_return)
    policy = networks.greedy_policy(best.network)
    steps = [
        rollout.step(dqn.explore(policy(rollout.observations), 2, 0.05, generator))
        for _ in range(3_000)
    ]
    return np.concatenate([step.kept().observations for step in steps]).astype(float)


def worth_of_batches(seen: NDArray[np.float64]) -> dict[int, float]:
    """Print and return what a batch of 32 from the newest transitions is worth, mean
    over the four numbers of an observation, by the number of transitions.
    """
    generator = np.random.default_rng(55)
    half = len(seen) // 2
    moments = generator.integers(half, len(seen), size=(2_000, 1))
    found: dict[int, float] = {}
    print("effective size of a batch of 32, drawn from the newest transitions")
    print("  newest    mean    position  velocity     angle  angular velocity")
    for size in (4, 400, 1_500, half):
        rows = moments - 1 - generator.integers(size, size=(2_000, 32))  # [2000, 32]
        each = [effective_batch_size(seen[rows, feature]) for feature in range(4)]
        found[size] = float(np.mean(each))
        told = "".join(f"{value:>10.1f}" for value in each)
        print(f"{size:>8,}{found[size]:>8.1f}  {told}")
    return found


with checks.demonstration():
    worth = worth_of_batches(observations_of_agent())
    assert worth[4] < 6 < worth[400] < worth[1_500] < max(worth.values())

# %% [markdown]
# Without replay, a batch of 32 is worth about four transitions, one for each environment, as it must be. The newest 400 are better, and
# still much worse than the usual sentence "a random draw makes the batch independent" makes you think. It makes the batch independent
# *given what is in the buffer*; but 400 transitions are 100 steps of each environment, few situations in all. A buffer must be long
# compared with the time in which the situation changes, and a cart changes its position slowly.
#
# ### 2a. Four conditions
#
# *Easy, about 15 minutes.* Two things that are each there or not make four conditions. Build them from a base configuration:
#
# - without a target network: the Q-network itself gives the targets (see `dqn.Config`: which two numbers?);
# - without replay: the buffer has room for **one vector step**, the newest transition of each environment.
#
# Everything else stays as it is in the base, the seed and **the batch size** too: a batch is then drawn, with replacement, from the few
# newest transitions. If you changed the batch as well, you would not know which of the two changes made the difference. Condition
# `(True, True)` is the base itself.
#
# <details><summary>Hint</summary>
#
# `dataclasses.replace(config, name=value)` makes a changed copy of a frozen dataclass.
#
# </details>


# %% exercise="conditions" task=2
def conditions(base: dqn.Config) -> dict[tuple[bool, bool], dqn.Config]:
    """Build the four conditions of the experiment.

    Args:
        base: A configuration with replay and a target network.

    Returns:
        Configurations by (with replay, with a target network).
    """
    # BEGIN SOLUTION
    built: dict[tuple[bool, bool], dqn.Config] = {}
    for replay in (True, False):
        for target in (True, False):
            config = (
                base if replay else dataclasses.replace(base, buffer_size=base.n_envs)
            )
            built[replay, target] = (
                config
                if target
                else dataclasses.replace(config, target_rate=1.0, target_period=1)
            )
    return built
    # END SOLUTION


# %% test="conditions" points=1
def test_conditions() -> None:
    built = checks.instance(
        "the result",
        checks.attempt(conditions, BASE),
        dict,
        thought="Return a dictionary.",
    )
    checks.equal(
        "the conditions",
        sorted(built),
        [(False, False), (False, True), (True, False), (True, True)],
        thought="Keys are pairs of bool: (replay, target network).",
    )
    checks.equal(
        "the base itself",
        dataclasses.asdict(built[True, True]),
        dataclasses.asdict(BASE),
        thought="With both, nothing changes.",
    )
    checks.equal(
        "the buffer without replay",
        built[False, True].buffer_size,
        4,
        thought="BASE steps four environments together.",
    )
    checks.equal(
        "the period without a target network",
        built[True, False].target_period,
        1,
        thought="A copy after every update.",
    )


# %% hidden="conditions" points=2
def hidden_conditions() -> None:
    for i, (n_envs, rate, period) in enumerate(
        [(1, 1.0, 200), (3, 0.05, 1), (16, 0.005, 4)]
    ):
        base = dqn.Config(
            seed=70 + i,
            n_envs=n_envs,
            target_rate=rate,
            target_period=period,
            buffer_size=9_000 + i,
            batch_size=40 + i,
            gamma=0.9,
            hidden=(9,),
        )
        built = checks.instance(
            "the result",
            checks.attempt(conditions, base),
            dict,
            thought="What does the docstring promise?",
        )
        checks.equal(
            "the conditions",
            sorted(built),
            [(False, False), (False, True), (True, False), (True, True)],
            thought="Which four pairs are there?",
        )
        for (replay, with_target), config in built.items():
            expected = dataclasses.asdict(base)
            if not replay:
                expected["buffer_size"] = n_envs
            if not with_target:
                expected["target_rate"], expected["target_period"] = 1.0, 1
            config = checks.instance(
                "a condition",
                config,
                dqn.Config,
                thought="What does the docstring promise?",
            )
            checks.equal(
                "a condition",
                dataclasses.asdict(config),
                expected,
                thought="Does only the one thing change, for any number of "
                "environments, and for a soft update as well?",
            )


# %% [markdown]
# ### 2b. An interval for the difference
#
# *Medium, about 25 minutes.* Setting $a$ looks better than setting $b$. Would it with other seeds? The **bootstrap** answers by simulation:
# draw as many runs as there are, with replacement, from the runs of $a$; likewise, and independently, from those of $b$; note the
# difference of the two means; do that `n_resamples` times. The middle 95 % of the differences (quantiles 0.025 and 0.975) is the interval.
#
# What is drawn are **runs**: whole rows, with all of their evaluations. An evaluation more is not a seed more. The mean of a run is the
# mean of its row; the two settings may have different numbers of runs. Return a pair (a tuple) of floats; `rng` alone decides what is drawn.
#
# With `first = [[10, 10], [10, 10]]` and `second = [[4, 4], [4, 4]]` the interval is `(6, 6)`: there is no spread. With `first = [[0, 0],
# [10, 10]]` the means of two drawn runs are 0, 5, 5 or 10.
#
# <details><summary>Hint</summary>
#
# One number for each run first: `scores = runs.mean(axis=1)`. Then `scores[rng.integers(n, size=(n_resamples, n))]` has one resample in
# each row.
#
# </details>


# %% exercise="difference_interval" task=2
def difference_interval(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of "mean of the first setting, less
    that of the second".

    Args:
        first: Evaluations of one setting's runs, shape ``[n_runs, n_points]``.
        second: The same for the other setting, shape ``[n_other_runs, n_points]``.
        n_resamples: Number of bootstrap differences.
        rng: Draws the runs.

    Returns:
        Lower and upper end.
    """
    # BEGIN SOLUTION
    means: list[NDArray[np.float64]] = []
    for runs in (first, second):
        scores = runs.mean(axis=1)  # [n_runs]
        means.append(
            scores[rng.integers(len(scores), size=(n_resamples, len(scores)))].mean(
                axis=1
            )
        )  # [n_resamples]
    low, high = np.quantile(means[0] - means[1], [0.025, 0.975])
    return float(low), float(high)
    # END SOLUTION


# %% test="difference_interval" points=1
def test_difference_interval() -> None:
    same, less = np.full((2, 2), 10.0), np.full((2, 2), 4.0)
    interval = checks.attempt(
        difference_interval, same, less, 100, np.random.default_rng(0)
    )
    checks.close(
        "the interval without spread",
        interval,
        [6.0, 6.0],
        thought="Every resample gives 10 and 4.",
    )
    checks.instance("the result", interval, tuple, thought="Return a pair of floats.")
    restless = np.array([[0.0, 20.0], [20.0, 0.0]])
    interval = checks.attempt(
        difference_interval, restless, less, 100, np.random.default_rng(0)
    )
    checks.close(
        "the interval of two restless runs, each with the mean 10",
        interval,
        [6.0, 6.0],
        thought="Runs are drawn, with all of their evaluations.",
    )
    apart = np.array([[0.0, 0.0], [10.0, 10.0]])
    interval = checks.attempt(
        difference_interval, apart, less, 2_000, np.random.default_rng(0)
    )
    checks.close(
        "the interval of two runs far apart",
        interval,
        [-4.0, 6.0],
        thought="The mean of two drawn runs is 0, 5 or 10; less 4.",
    )


# %% hidden="difference_interval" points=3
def hidden_difference_interval() -> None:
    rng = np.random.default_rng(533)
    first, second = np.zeros((1, 1)), np.zeros((1, 1))
    for n_first, n_second, n_points, n_resamples, room in [
        (5, 5, 1, 10_000, 0.14),
        (8, 12, 30, 10_000, 0.14),
        (20, 6, 4, 10_000, 0.14),
        (30, 25, 10, 40_000, 0.075),
    ]:
        shared = rng.normal(size=(max(n_first, n_second), 1))  # runs that go together
        first, second = (
            centre
            + shared[:n]
            + 0.5 * rng.normal(size=(n, 1))
            + 0.6 * rng.normal(size=(n, n_points))
            for centre, n in ((3.0, n_first), (0.0, n_second))
        )
        draws = np.random.default_rng(9)
        means: list[NDArray[np.float64]] = []
        for runs in (first, second):
            n = len(runs)
            counts = draws.multinomial(n, np.full(n, 1 / n), size=200_000)
            means.append(counts @ runs.mean(axis=1) / n)
        differences = means[0] - means[1]
        with checks.unchanged(first=first, second=second):
            interval = checks.attempt(
                difference_interval,
                first,
                second,
                n_resamples,
                np.random.default_rng(n_points),
            )
        checks.close(
            "the interval",
            interval,
            np.quantile(differences, [0.025, 0.975]),
            rtol=0,
            atol=room * float(differences.std()),
            thought="Are whole runs drawn, in both settings, independently, with "
            "replacement, as many as there are? And the middle 95 %?",
        )
        checks.instance("the result", interval, tuple, thought="A pair?")
    checks.makes_no_generator(
        difference_interval, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda generator: checks.to_array(
            checks.attempt(difference_interval, first, second, 50, generator)
        ),
        thought="Does all randomness come from the generator that was given?",
    )
    low, high = checks.to_array(
        checks.attempt(difference_interval, first, second, 1, np.random.default_rng(4))
    )
    checks.close(
        "the ends for a single resample", low, high, thought="How many resamples?"
    )
    levels = np.array([[5.0], [0.0], [-3.0]])
    wobble = np.array([[-40.0, 10.0, 30.0]])  # no run's mean knows of it
    checks.close(
        "the interval of restless runs",
        checks.attempt(
            difference_interval,
            levels + wobble,
            levels[:1] + wobble[:, ::-1],
            5_000,
            np.random.default_rng(5),
        ),
        [-8.0, 0.0],
        rtol=0,
        atol=1e-9,
        thought="One number for each run, before anything is drawn?",
    )
    outlier = np.array([[0.0]] * 39 + [[40.0]])
    checks.close(
        "the interval with one outlier",
        checks.attempt(
            difference_interval,
            outlier,
            np.zeros((3, 1)),
            20_000,
            np.random.default_rng(3),
        ),
        [0.0, 3.0],
        rtol=0,
        atol=0.01,
        thought="Quantiles of the differences, no formula.",
    )


# %% [markdown]
# How far can such an interval be trusted? The bootstrap draws only what it was given, and few runs seldom show how far runs can spread. Here
# both settings are the *same* by construction, so that the true difference is 0, and we count how often the interval holds it: yours, and
# Student's t (of the differences, run by run), which knows that the spread is estimated too.


# %% tags=["demo"]
def share_covered(n_runs: int, n_trials: int = 1_000) -> tuple[float, float]:
    """How often intervals hold a true difference of 0: the bootstrap's, Student's t."""
    generator = np.random.default_rng(n_runs)
    covered = np.zeros(2)
    for _ in range(n_trials):
        first, second = generator.normal(size=(2, n_runs, 1))
        t_low, t_high = plots.mean_interval(first - second)
        for kind, (low, high) in enumerate(
            (
                difference_interval(first, second, 1_000, generator),
                (float(t_low[0]), float(t_high[0])),
            )
        ):
            covered[kind] += low <= 0.0 <= high
    return float(covered[0] / n_trials), float(covered[1] / n_trials)


def show_coverage() -> None:
    """Print how often intervals that promise 95 % hold the truth."""
    print("runs in each setting    bootstrap    Student's t")
    for n_runs in (3, 8, 30):
        bootstrap, student = share_covered(n_runs)
        print(f"{n_runs:>20}{bootstrap:>13.0%}{student:>15.0%}")
        assert bootstrap < 0.9 or n_runs > 3
        assert 0.92 < student < 0.98


with checks.demonstration():
    show_coverage()

# %% [markdown]
# With three runs the bootstrap promises far too much; with eight it is still too narrow, with thirty nearly as good as its word. That is why
# the bands in this part's figures are Student's t. Read a bootstrap interval of eight runs that ends just above zero as "more seeds, please".
#
# ### The experiment
#
# First the question, then the data: which of the two will be missed more, replay or the target network? Then the curves, and for each of
# the three mutilated agents your interval for what the whole agent has over it.


# %% alt="Four curves with intervals, greedy return over environment steps: replay with a target network is highest, the two without a target network stay near 10." tags=["demo"]
def second_half(curves: Sequence[dqn_members.Curve]) -> NDArray[np.float64]:
    """Evaluations in the second half of training, ``[n_seeds, n_points]``."""
    runs = runs_of(curves)
    return runs[:, runs.shape[1] // 2 :]


def compare_with_whole(by_condition: Mapping[str, list[dqn_members.Curve]]) -> None:
    """Print the interval of what the whole agent has over each mutilated one."""
    print("95 % intervals of the difference")
    for name in list(by_condition)[1:]:
        low, high = difference_interval(
            second_half(by_condition["both"]),
            second_half(by_condition[name]),
            10_000,
            np.random.default_rng(1),
        )
        print(f"  both, less {name:<20}{low:6.1f} to {high:6.1f}")
        assert low > 50


with checks.demonstration():
    built = conditions(BASE)
    by_condition = {
        "both": curves_of(built[True, True]),
        "no replay": curves_of(built[False, True]),
        "no target network": curves_of(built[True, False]),
        "neither": curves_of(built[False, False]),
    }
    draw_curves(by_condition)
    tell(by_condition)
    compare_with_whole(by_condition)

# %% [markdown]
# Both are needed here, and the intervals lie far from zero. Without replay some agents *do* find something now and then (you will see
# single runs in exercise 4) and lose it again: the next update knows nothing of what the last one learned from. Without a target network
# they never begin.
#
# Compare with the literature before you generalise. Mnih et al. (2015) made the same four conditions on five Atari games (their extended
# data, table 3). There, too, both together were best on every game; but on four of the five, replay was worth *more* than the target
# network. Here it is the other way round, though both are near the floor. With other losses, networks or tasks you may find yet another
# order.
#
# ## Exercise 3: tune the buffer and the period
#
# ### A prediction, before you run anything
#
# Values come into the network by bootstrapping: at the beginning it believes that everything is worth 0, and until the first copy all
# targets are $1 + \gamma \cdot 0 = 1$. Let us assume that between two copies the network learns its targets perfectly, and that the pole
# never falls. After the first copy the targets are $1 + \gamma$, after the second $1 + \gamma + \gamma^2$... Update number $n$ (counted from
# 1) aims at targets that know of $\lfloor (n - 1) / N \rfloor$ copies, where $N$ is the period, so the highest value that can have been
# learned is a finite geometric series. With a period of 100 and $\gamma = 0.9$: after 0 updates 0; after 1 to 100 updates 1; after 101 to 200
# updates 1.9.


# %%
def value_ceiling(n_updates: int, period: int, gamma: float) -> float:
    """Return the highest value that can have been learned from rewards of 1.

    Args:
        n_updates: Number of updates, at least 0.
        period: Updates from one copy to the next, at least 1.
        gamma: Discount, in ``[0, 1]``.
    """
    if n_updates == 0:
        return 0.0
    n_copies = (n_updates - 1) // period
    return sum(gamma**power for power in range(n_copies + 1))


# %% [markdown]
# Against the data. Six periods, everything else as in the base:


# %% tags=["demo"]
def compare_periods() -> None:
    """Hold the ceiling against what networks believe, for six target periods."""
    scores: dict[int, float] = {}
    print(f"about {n_updates} updates")
    print("period    ceiling    believed value    score")
    for period in (1, 10, 50, 100, 200, 800):
        curves = curves_of(dataclasses.replace(BASE, target_period=period))
        believed = float(np.median(values_of(curves)))
        ceiling = value_ceiling(n_updates, period, BASE.gamma)
        scores[period] = float(scores_of(curves).mean())
        print(f"{period:>6}{ceiling:>11.1f}{believed:>18.1f}{scores[period]:>9.1f}")
        if period >= 50:
            assert 0.75 * ceiling < believed < 1.25 * ceiling
        else:
            assert believed > 2 * ceiling
    assert max(scores[1], scores[10]) < 20
    assert min(scores[50], scores[100], scores[200]) > 80


compare_periods()

# %% [markdown]
# From a period of 50 on, the formula says what the networks believe, to within a few per cent, without knowing anything of networks, of
# exploration, or of poles. (The number of updates is a little higher than the count above, since resets fill no row.) With long periods DQN
# *is* value iteration, one sweep for each copy. At 10 and below the assumption breaks: the network does not settle between two copies, and
# the values leave the ceiling behind.
#
# Look at the scores, too. The period of 200 believes in much smaller values than the period of 50, and acts better. **Large
# values are no sign of a good agent.** (In a short budget the period of 800 has had time for one copy: looking one or two steps ahead is
# not enough to balance.)
#
# ### 3a. Search
#
# *Easy, about 15 minutes.* Try every combination of a buffer size and a period. `train` takes a configuration and returns the scores of
# its runs; everything but the two numbers stays as in `base`, the seed too, and hard updates are meant.
#
# <details><summary>Hint</summary>
#
# Two loops, `dataclasses.replace`, and a dictionary with pairs as keys.
#
# </details>

# %%
Setting: TypeAlias = tuple[int, int]  # buffer size and target period


# %% exercise="search" task=3
def search(
    train: Callable[[dqn.Config], NDArray[np.float64]],
    base: dqn.Config,
    buffer_sizes: Sequence[int],
    periods: Sequence[int],
) -> dict[Setting, NDArray[np.float64]]:
    """Train every combination of buffer size and target period.

    Args:
        train: Trains several seeds with a configuration, and returns their scores,
            shape ``[n_seeds]``.
        base: All other choices.
        buffer_sizes: Buffer sizes to try.
        periods: Periods of hard updates to try.

    Returns:
        The scores by (buffer size, period).
    """
    # BEGIN SOLUTION
    return {
        (size, period): train(
            dataclasses.replace(
                base, buffer_size=size, target_period=period, target_rate=1.0
            )
        )
        for size in buffer_sizes
        for period in periods
    }
    # END SOLUTION


# %% test="search" points=1
def test_search() -> None:
    trained_with: list[dqn.Config] = []

    def train(config: dqn.Config) -> NDArray[np.float64]:
        trained_with.append(config)
        return np.array([config.buffer_size + config.target_period, 0.5])

    found = checks.instance(
        "the result",
        checks.attempt(search, train, BASE, [100, 1_000], [5, 50]),
        dict,
        thought="Return a dictionary.",
    )
    checks.equal(
        "the settings",
        sorted(found),
        [(100, 5), (100, 50), (1_000, 5), (1_000, 50)],
        thought="Each size with each period; the size comes first.",
    )
    checks.close(
        "the scores of (100, 50)",
        found[100, 50],
        [150.0, 0.5],
        thought="What `train` gave for this very setting.",
    )
    checks.array("the scores", found[100, 50], thought="All of it, as it came.")
    checks.equal(
        "the number of trainings",
        len(trained_with),
        4,
        thought="Each combination once.",
    )


# %% hidden="search" points=2
def hidden_search() -> None:
    def scores(size: int, period: int) -> list[float]:
        return [period / 7, size / 3, 0.0, size / 3, -period / 11]  # in no order

    rng = np.random.default_rng(535)
    for n_sizes, n_periods, rate in [
        (1, 1, 1.0),
        (3, 2, 0.01),
        (2, 5, 0.5),
        (0, 3, 1.0),
        (3, 0, 1.0),
        (4, 1, 1.0),
    ]:
        sizes_given = (rng.choice(90_000, size=n_sizes, replace=False) + 3).tolist()
        periods_given = tuple(
            (rng.choice(900, size=n_periods, replace=False) + 1).tolist()
        )
        # What `base` has chosen may be among those that are tried, and is soft then.
        base = dqn.Config(
            buffer_size=[*sizes_given, 700][0],
            target_period=[70, *periods_given][-1],
            seed=int(rng.integers(99)),
            n_envs=3,
            hidden=(8,),
            gamma=0.9,
            target_rate=rate,
            batch_size=10_000,
            learning_starts=95_000,  # later than any of the buffers is full
            epsilon_steps=99_000,
            total_steps=2_000,
        )
        trained_with: list[dqn.Config] = []

        def train(
            config: dqn.Config, log: list[dqn.Config] = trained_with
        ) -> NDArray[np.float64]:
            log.append(config)
            return np.array(scores(config.buffer_size, config.target_period))

        with checks.unchanged(buffer_sizes=sizes_given):
            found = checks.attempt(search, train, base, sizes_given, periods_given)
        checks.equal(
            "the scores by setting",
            found,
            {
                (size, period): scores(size, period)
                for size in sizes_given
                for period in periods_given
            },
            thought="Every combination, and each with its own scores?",
        )
        for own in found.values():
            checks.array("scores", own, thought="All of them, as `train` gave them?")
        checks.equal(
            "the number of trainings",
            len(trained_with),
            n_sizes * n_periods,
            thought="Each combination once: training is dear.",
        )
        for config in trained_with:
            expected = dataclasses.asdict(base) | {
                "target_rate": 1.0,
                "buffer_size": config.buffer_size,
                "target_period": config.target_period,
            }
            checks.equal(
                "a configuration",
                dataclasses.asdict(config),
                expected,
                thought="Hard updates, and nothing else changed?",
            )

    def fresh(config: dqn.Config) -> NDArray[np.float64]:
        return np.array([float(config.buffer_size)])

    checks.true(
        "the result is new",
        checks.returns_new_tensors(search, fresh, BASE, [100, 1_000], [5]),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 3b. Choose, and admit ties
#
# *Medium, about 20 minutes.* The largest mean wins? With eight seeds the largest of six means is the luckiest, as often as not. A more
# honest rule:
#
# 1. Let $b$ be the setting with the largest mean.
# 2. A setting $i$ is **tied** with it if the means differ by no more than two standard errors of the difference,
#    $$\bar x_b - \bar x_i \;\le\; 2 \sqrt{\frac{s_b^2}{n_b} + \frac{s_i^2}{n_i}},$$
#    where $s^2$ is the sample variance over seeds (divide by $n - 1$). The data do not tell tied settings apart.
# 3. Among the tied settings (with $b$ itself) choose the one with the **smallest** $s$: if the mean cannot decide, take the one you can
#    rely on. If that is equal too, the first in order.
#
# Return the choice and the list of all tied settings, in the order that they are given.
#
# For `{"a": [10, 30], "b": [19, 19], "c": [0, 2]}` the means are 20, 19 and 1 and the deviations 14.1, 0 and 1.4: `a` is largest,
# `b` is tied with it ($1 \le 2 \sqrt{200 / 2}$), and so is `c`, barely ($19 \le 2 \sqrt{200/2 + 2/2} = 20.1$). Of the three, `b` is
# chosen. (That two seeds cannot tell 20 from 1 is no fault of the rule.)
#
# <details><summary>Hint</summary>
#
# `scores.var(ddof=1)` is the sample variance. `min(tied, key=...)` takes the first of equals.
#
# </details>


# %% exercise="choose" task=3
def choose(
    scores: Mapping[Setting, NDArray[np.float64]],
) -> tuple[Setting, list[Setting]]:
    """Choose a setting by mean and spread over seeds.

    Args:
        scores: For each setting the scores of its runs, shape ``[n_seeds]``, at least
            two each.

    Returns:
        The chosen setting, and all tied ones (the one with the largest mean included),
        in the order that they are given.
    """
    # BEGIN SOLUTION
    means = {setting: float(runs.mean()) for setting, runs in scores.items()}
    variances = {setting: float(runs.var(ddof=1)) for setting, runs in scores.items()}
    errors = {
        setting: variances[setting] / len(runs) for setting, runs in scores.items()
    }
    best = max(means, key=lambda setting: means[setting])
    tied = [
        setting
        for setting in scores
        if means[best] - means[setting] <= 2 * math.sqrt(errors[best] + errors[setting])
    ]
    return min(tied, key=lambda setting: variances[setting]), tied
    # END SOLUTION


# %% test="choose" points=1
def test_choose() -> None:
    scores = {
        (1, 10): np.array([10.0, 30.0]),
        (2, 10): np.array([19.0, 19.0]),
        (3, 10): np.array([0.0, 2.0]),
    }
    result = checks.instance(
        "the result",
        checks.attempt(choose, scores),
        tuple,
        thought="The choice, and the list of all that are tied.",
    )
    checks.equal("the number of results", len(result), 2, thought="A pair.")
    checks.equal(
        "the tied settings",
        checks.instance("the tied settings", result[1], list, thought="A list."),
        [(1, 10), (2, 10), (3, 10)],
        thought="The example of the text: all three.",
    )
    checks.equal(
        "the chosen setting",
        result[0],
        (2, 10),
        thought="The smallest spread among the tied ones.",
    )
    scores = {(1, 10): np.array([19.0, 21.0]), (2, 10): np.array([16.0, 16.0])}
    checks.equal(
        "choice and tied settings of a clear case",
        checks.attempt(choose, scores),
        [(1, 10), [(1, 10)]],
        thought="20 and 16; two standard errors are 2. A small spread is worth nothing "
        "where the mean is worse.",
    )


# %% hidden="choose" points=3
def hidden_choose() -> None:
    rng = np.random.default_rng(536)
    for trial in range(60):
        scores = {
            (int(rng.integers(1, 10_000)), 10 * i + 1): rng.normal(
                rng.uniform(0, 30) - 200 * (trial % 3 == 2),
                rng.uniform(0.5, 25),
                size=int(rng.integers(2, 12)),
            )
            for i in range(int(rng.integers(1, 9)))
        }
        moments: dict[Setting, tuple[float, float, int]] = {}
        for key, runs in scores.items():
            n = len(runs)
            centre = math.fsum(runs.tolist()) / n
            variance = math.fsum((x - centre) ** 2 for x in runs.tolist()) / (n - 1)
            moments[key] = (centre, variance, n)
        top, top_variance, top_n = max(moments.values())
        expected_tied = [
            key
            for key, (centre, variance, n) in moments.items()
            if (top - centre) ** 2 <= 4 * (top_variance / top_n + variance / n)
        ]
        expected_choice = min((moments[key][1], key) for key in expected_tied)[1]
        with checks.unchanged(scores=scores):
            result = checks.attempt(choose, scores)
        result = checks.instance("the result", result, tuple, thought="A pair?")
        checks.equal(
            "the tied settings",
            checks.instance("the tied settings", result[1], list, thought="A list?"),
            expected_tied,
            thought="Two standard errors of the difference, from sample variances, "
            "each with its own number of seeds? In the order given?",
        )
        checks.equal(
            "the chosen setting",
            result[0],
            expected_choice,
            thought="The smallest spread, among the tied settings alone?",
        )
    flat, exact, equal_spreads = (
        {(9 - i, 1): np.array(runs, dtype=np.float64) for i, runs in enumerate(given)}
        for given in (
            [[4, 4], [4, 4], [3, 3]],
            [[6, 14], [17, 23], [5, 13]],  # 20 - 10 is just two errors: 2 sqrt(9 + 16)
            [[0, 9], [9, 11], [10, 12], [8, 10]],
        )
    )
    for scores, expected, thought in (
        (
            flat,
            [(9, 1), [(9, 1), (8, 1)]],
            "Equal means are tied, even without spread; of equals, the first.",
        ),
        (
            exact,
            [(8, 1), [(9, 1), (8, 1)]],
            "No more than two standard errors: what of just two?",
        ),
        (
            equal_spreads,
            [(8, 1), [(9, 1), (8, 1), (7, 1), (6, 1)]],
            "Of equal spreads the first in order, whatever the means.",
        ),
    ):
        checks.equal(
            "choice and tied settings",
            checks.attempt(choose, scores),
            expected,
            thought=thought,
        )


# %% [markdown]
# Your search on the real thing. Buffers of 400, of 1,500, and of everything; periods of 50 and 200.

# %% alt="Heat map of the mean score, buffer size across and target period down: the numbers are those of the table printed above it." tags=["demo"]
buffer_sizes, two_periods = (400, 1_500, total_steps), (50, 200)


def show_search(
    found: Mapping[Setting, NDArray[np.float64]], chosen: Setting, tied: list[Setting]
) -> None:
    """Print each setting's scores and what the rule says of it; draw the means."""
    print("buffer   period    mean score   deviation over seeds")
    for setting, scores in found.items():
        mark = "chosen" if setting == chosen else "tied" if setting in tied else ""
        print(
            f"{setting[0]:>6}{setting[1]:>9}{scores.mean():>14.1f}"
            f"{scores.std(ddof=1):>23.1f}   {mark}"
        )
    _, axes = plt.subplots(figsize=(5.6, 2.6))
    plots.heatmap(
        axes,
        [
            [found[size, period].mean() for size in buffer_sizes]
            for period in two_periods
        ],
        x_labels=[f"{size:,}" for size in buffer_sizes],
        y_labels=[str(period) for period in two_periods],
        colour_label="mean score",
        value_format="{:.0f}",
    )
    axes.set(xlabel="buffer size (transitions)", ylabel="target period (updates)")
    axes.grid(visible=False)
    plt.show()


def compare_buffers() -> None:
    """Print the interval of what a buffer for everything has over one of 400."""
    larger, smaller = (
        second_half(
            curves_of(dataclasses.replace(BASE, buffer_size=size, target_period=200))
        )
        for size in (total_steps, 400)
    )
    low, high = difference_interval(larger, smaller, 10_000, np.random.default_rng(2))
    print("all experience, less the newest 400 (period 200):", end=" ")
    print(f"95 % interval of the difference {low:.1f} to {high:.1f}")
    assert larger.mean() > smaller.mean()


with checks.demonstration():
    found_scores = search(
        lambda config: scores_of(curves_of(config)), BASE, buffer_sizes, two_periods
    )
    chosen, tied = choose(found_scores)
    show_search(found_scores, chosen, tied)
    compare_buffers()
    assert chosen in tied
    short_mean, long_mean = (
        np.mean([found_scores[size, period].mean() for size in buffer_sizes])
        for period in two_periods
    )
    assert long_mean > short_mean

# %% [markdown]
# The longer period is better (the base's 100, which this grid leaves out, scores about as high as 200: the top is flat), and more memory
# helps. Is all experience better than the newest 1,500 transitions? Look at the marks: with this many seeds the answer may well be "tied",
# and then the smaller buffer is no worse a choice. (The literature is of two minds here, too: Zhang and Sutton (2017) found buffers that
# are too *large* to hurt, since new experience gets lost in the old; Fedus et al. (2020) found larger ones to help, but only together with
# $n$-step returns.)
#
# One more trap. The chosen setting was chosen *because* it did well with these seeds, so its score is too good on average, like the exam of
# a student who was picked for it. (In a single case luck may go the other way.) The remedy costs one more training: **fresh seeds**. And a
# judgement over 100 episodes, in environments that neither training nor search has seen, of every agent as it is at the end, good or bad.


# %% tags=["demo"]
def returns_at_end(curves: Sequence[dqn_members.Curve]) -> NDArray[np.float64]:
    """Mean greedy return of each agent over 100 episodes of its own: ``[n_seeds]``."""
    with watch("judging"):
        return np.array(
            [
                evaluation.returns_of(
                    networks.greedy_policy(curve.network),
                    "CartPole-v1",
                    seed=900_000 + number,
                    n_episodes=100,
                ).mean()
                for number, curve in enumerate(curves)
            ]
        )


with checks.demonstration():
    fresh_curves = curves_of(
        dataclasses.replace(
            BASE, seed=BASE.seed + 1, buffer_size=chosen[0], target_period=chosen[1]
        )
    )
    fresh_scores, judged = scores_of(fresh_curves), returns_at_end(fresh_curves)
    print(f"buffer {chosen[0]}, period {chosen[1]}: score", end=" ")
    print(f"{found_scores[chosen].mean():.1f} in the search,", end=" ")
    print(f"{fresh_scores.mean():.1f} with fresh seeds")
    print("its agents at the end, mean return over 100 episodes:", end=" ")
    print(" ".join(f"{mean:.0f}" for mean in np.sort(judged)))
    assert fresh_scores.mean() > 2.5 * scores_of(by_condition["no replay"]).mean()
    assert judged.mean() > 100

# %% [markdown]
# Eight agents of one and the same setting. "DQN reaches so and so many on CartPole" is a sentence about a *distribution*, and a wide one.
#
# ## Exercise 4: stability
#
# ### Two spreads
#
# "Stable" is said of two different things:
#
# - **across seeds:** at one moment of training, how far apart are the runs? The standard deviation over runs, for each point;
# - **along training:** how restless is one run? The standard deviation of its own last `n_last` evaluations, for each run.
#
# Both are sample standard deviations (divided by $n - 1$). For runs `[[0, 1, 5], [2, 1, 1]]` and `n_last=2`: across seeds $[\sqrt 2, 0,
# \sqrt 8]$, along training $[\sqrt 8, 0]$.


# %%
def spreads(
    runs: NDArray[np.float64], n_last: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure how far runs are apart, and how restless each of them is.

    Args:
        runs: Evaluations, shape ``[n_runs, n_points]``, at least two runs.
        n_last: Number of last evaluations that restlessness is measured on, from 2 to
            ``n_points``.

    Returns:
        Sample standard deviations: across runs at each point, ``[n_points]``, and of
            each run's last evaluations, ``[n_runs]``.
    """
    return runs.std(axis=0, ddof=1), runs[:, -n_last:].std(axis=1, ddof=1)


# %% [markdown]
# ### 4a. The picture
#
# *Medium, about 25 minutes.* One figure with two panels side by side, for several settings:
#
# - on the left, the spread **across seeds** over environment steps: one line for each setting;
# - on the right, **one dot for each run**: its restlessness along training (y) over the mean of the same `n_last` evaluations (x). The
#   dots are not joined by lines: runs have no order.
#
# Each setting has one colour of its own, for its line and for all of its dots (there may be more settings than `plots.PALETTE` has colours:
# do not run out of them). Label all axes, and show the names of the settings in a
# legend, in the order that they are given: at the lines, at the dots, or for the whole figure.
#
# <details><summary>Hint</summary>
#
# `figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))`. Dots without lines: `axes.plot(x, y, "o", linestyle="none")` or
# `axes.scatter(x, y)`. `spreads` gives all the numbers but one.
#
# </details>


# %% exercise="stability_figure" task=4
def stability_figure(
    steps: NDArray[np.int64], settings: Mapping[str, NDArray[np.float64]], n_last: int
) -> Figure:
    """Draw the spread across seeds over training, and each run's restlessness over its
    level.

    Args:
        steps: Environment steps of the evaluations, shape ``[n_points]``.
        settings: For each setting's name its runs' evaluations, shape ``[n_runs,
            n_points]``.
        n_last: Number of last evaluations that the right panel is about.

    Returns:
        A figure with two axes: left a line for each setting, right a dot for each run.
    """
    # BEGIN SOLUTION
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 4.2))
    for number, (name, runs) in enumerate(settings.items()):
        across, along = spreads(runs, n_last)
        marker = "osD^v<>"[number % 7]
        [line] = left.plot(steps, across, marker=marker, label=name)
        level = runs[:, -n_last:].mean(axis=1)  # [n_runs]
        right.plot(level, along, marker, color=line.get_color(), linestyle="none")
    left.set(
        xlabel="environment steps", ylabel="standard deviation across seeds (return)"
    )
    right.set(
        xlabel=f"mean of a run's last {n_last} evaluations (return)",
        ylabel="their standard deviation (return)",
    )
    figure.legend(loc="outside lower center", ncols=3)
    return figure
    # END SOLUTION


# %% test="stability_figure" points=1
def test_stability_figure() -> None:
    runs = {
        "one": np.array([[0.0, 1.0, 5.0], [2.0, 1.0, 1.0]]),
        "two": np.array([[3.0, 3.0, 3.0], [3.0, 7.0, 9.0]]),
    }
    steps = np.array([10, 20, 30])
    figure = checks.figure_of(
        stability_figure,
        steps,
        runs,
        2,
        n_axes=2,
        arranged="row",
        thought="Two panels, side by side.",
    )
    left, right = checks.panels_of(figure)
    checks.curve(
        "the line of `one` on the left",
        left,
        steps,
        [2**0.5, 0.0, 8**0.5],
        thought="The spread across seeds at each point.",
    )
    checks.curve(
        "the line of `two` on the left",
        left,
        steps,
        [0.0, 8**0.5, 18**0.5],
        thought="One line for each setting.",
    )
    checks.scatter(
        "the dots on the right",
        right,
        [3.0, 1.0, 3.0, 8.0],
        [8**0.5, 0.0, 0.0, 2**0.5],
        joined=False,
        only=True,
        thought="(mean, deviation) of the last two evaluations of each run.",
    )
    checks.equal(
        "the names in the legend",
        list(dict.fromkeys(name for name, _ in checks.names(left))),
        ["one", "two"],
        thought="Label what you draw, then call `legend`.",
    )


# %% hidden="stability_figure" points=3
def hidden_stability_figure() -> None:
    rng = np.random.default_rng(538)
    for names, n_runs, n_points, last in [
        (["only"], 3, 4, 2),
        (["c", "a", "b"], 6, 12, 5),
        (["x", "y", "z", "u", "v"], 2, 7, 7),
        ([f"setting {i}" for i in range(1, 10)], 2, 5, 3),
    ]:
        steps = np.cumsum(rng.integers(50, 900, size=n_points))
        settings = {
            name: rng.uniform(5, 500, size=(n_runs + i, n_points))
            for i, name in enumerate(names)
        }
        with checks.unchanged(settings=settings, steps=steps):
            figure = checks.figure_of(
                stability_figure,
                steps,
                settings,
                last,
                n_axes=2,
                arranged="row",
                thought="Two axes side by side, with labels on x and y.",
            )
        left, right = checks.panels_of(figure)
        centres, deviations, colours = list[float](), list[float](), set[object]()
        for name, runs in settings.items():
            across = np.sqrt(((runs - runs.mean(axis=0)) ** 2).sum(0) / (len(runs) - 1))
            line = checks.curve(
                "the spread across seeds",
                left,
                steps,
                across,
                thought="Over environment steps, for each setting?",
            )
            tails = runs[:, n_points - last :]
            means = tails.sum(axis=1) / last
            along = np.sqrt(((tails - means[:, None]) ** 2).sum(axis=1) / (last - 1))
            dots = checks.scatter(
                "the dots on the right",
                right,
                means,
                along,
                thought="For each run the mean and the deviation of the same last "
                "evaluations, mean along x?",
            )
            checks.told_apart(
                "the colour of a setting",
                {name: np.concatenate([dots.colours, [[*line.look.colour[:3], 1.0]]])},
                thought="Has each setting one colour, for its line and all its dots?",
            )
            colours.add(line.look.rgb)
            beside = {
                look.rgb
                for axes in (left, right)
                for text, look in checks.names(axes)
                if text == name
            }
            checks.true(
                "a name in the legend",
                beside == {line.look.rgb},
                thought="Does each name stand beside the colour of its own setting?",
            )
            centres.extend(means.tolist())
            deviations.extend(along.tolist())
        checks.scatter(
            "the dots on the right",
            right,
            centres,
            deviations,
            joined=False,
            only=True,
            thought="Have runs an order, that a line might join them? Is there one dot "
            "for each run?",
        )
        checks.in_view(
            "the dots", right, x=centres, y=deviations, thought="Is anything cut off?"
        )
        if len(names) <= 5:  # a cycle of colours begins again somewhere
            checks.equal(
                "the settings told apart by colour",
                len(colours),
                len(names),
                thought="Has each setting a colour of its own?",
            )
        checks.labels(
            left,
            x=("step",),
            y=("spread", "deviation", "seed", "sd", "std"),
            not_x=checks.NO_STEPS,
            thought="What runs along x on the left?",
        )
        checks.labels(
            right,
            x=("mean", "average", "level", "return"),
            y=("deviation", "spread", "restless", "sd", "std", "vari", "σ", "along"),
            thought="What runs along x on the right, and what along y?",
        )
        checks.about(
            left,
            ["across", "seed"],
            ["along training"],
            thought="Which panel shows what?",
        )
        checks.about(
            right,
            ["along", "last", "run"],
            ["across seeds"],
            thought="Which panel shows what?",
        )
        checks.equal(
            "the lines over environment steps",
            sum(one.x.shape == steps.shape for one in checks.curves(left)),
            len(names),
            thought="One line for each setting?",
        )
        checks.equal(
            "the names in the legend",
            list(dict.fromkeys(name for name, _ in checks.names(left))),
            names,
            thought="Can a reader tell the settings apart, in the order given?",
        )


# %% [markdown]
# ### What the picture says


# %% alt="Left, the spread across seeds over environment steps, one line for each setting. Right, one dot for each run, its restlessness over its mean. With Huber's loss and no target network all is near zero; agents that learn are spread widely in both." tags=["demo"]
def compare_spreads(by_name: Mapping[str, NDArray[np.float64]], n_last: int) -> None:
    """Print mean and both spreads of each setting over the last evaluations."""
    print("second half of training        mean    across seeds    along training")
    across, along, relative = dict[str, float](), dict[str, float](), dict[str, float]()
    for name, runs in by_name.items():
        apart, restless = spreads(runs, n_last)
        mean = float(runs[:, -n_last:].mean())
        across[name], along[name] = (
            float(apart[-n_last:].mean()),
            float(restless.mean()),
        )
        relative[name] = along[name] / mean
        print(f"{name:<28}{mean:>7.1f}{across[name]:>16.1f}{along[name]:>18.1f}")
    print("restlessness relative to the mean:", end=" ")
    print(f"both {relative['both']:.2f}, no replay {relative['no replay']:.2f}")
    for spread in (across, along):
        assert max(spread["no target network"], spread["neither"]) < 5
        assert spread["both"] > 20
    assert relative["no replay"] > 1.3 * relative["both"]


with checks.demonstration():
    runs_by_name = {name: runs_of(curves) for name, curves in by_condition.items()}
    runs_by_name["no target, squared error"] = runs_of(squared_curves)
    n_last = len(evaluated_at) // 2
    stability_figure(evaluated_at, runs_by_name, n_last)
    plt.show()
    compare_spreads(runs_by_name, n_last)

# %% [markdown]
# The most "stable" agents of all, by either measure, are those **without a target network**: they stand in the lower left corner, all on
# one spot, and have learned nothing, always and reliably. The agents that learn are spread over the plane, hundreds of steps up and down
# from one evaluation to the next.
#
# So "replay and target networks reduce the variance of the returns" is *false* as it stands: they raise it. A return that cannot move has
# no variance. What the data do support: at a level where there is something to lose, the agent with replay loses a smaller part of it than
# the one without (the last line). A spread is worth reading only beside its mean, and that is what the right panel is for.

# %% [markdown]
# *Written answer, about 15 minutes.* A colleague reports: "Across eight seeds the standard deviation of the return is 0.2 without a target
# network and about 100 with it. The target network makes DQN less stable; I have removed it from our agents." **What is wrong with the
# conclusion, what may be right about the observation, and what would you ask for (name two numbers or plots) before you decide?**

# %% [markdown] answer="read_the_variance" task=4 points=3
# ### BEGIN SOLUTION
# The observation may well be right: it is what we measured. The conclusion takes a small spread for a good one. Without the target network
# every run collapsed to one and the same useless policy (a return of about 9), so that there is nothing left to vary: returns at the floor
# have no variance, because none can fall lower and none rises. With the target network the agents learn, some more and some less, and so
# their returns differ. The spread went up *because* the mean did.
#
# Before deciding: the means of both, with an interval of their difference over seeds (not over episodes or evaluations); the single runs,
# or a plot of spread against mean, so that a collapse is seen; what the networks believe (values above 1 / (1 - gamma) show divergence);
# and whether the comparison is controlled: same batch, updates, loss (with the squared error the agents survive without a target network),
# learning rate. A spread relative to the mean is better than the spread alone, though no replacement for looking at the runs.
#
# Rubric: 1 point for "low variance because all runs are at the floor / have collapsed; variance means nothing without the mean". 1 point
# for granting that the observation is correct, or that runs that learn really do vary much. 1 point for two sensible requests: interval of
# the difference of means over seeds, individual curves, believed values, loss or learning rate as a confounder (any two).
# ### END SOLUTION

# %% [markdown]
# ## Summary and outlook


# %% tags=["demo"]
def show_summary() -> None:
    """Print what all runs of this notebook say, in a few lines."""
    print(
        f"{budget} budget: scores over {n_seeds} seeds, {total_steps} environment "
        f"steps each"
    )
    for name, curves in {
        **by_condition,
        "no target, squared error": squared_curves,
    }.items():
        print(
            f"  {name:<26}{scores_of(curves).mean():>7.1f}   believes in values of "
            f"{np.median(values_of(curves)):.0f}"
        )
    print(
        f"a batch of {BASE.batch_size} is worth {worth[4]:.1f} independent "
        f"transitions without replay, {worth[400]:.1f} from the newest 400"
    )
    print(
        f"{len(trained) + 1} settings were trained, in "
        f"{watch.seconds['training']:.0f} CPU seconds"
    )


with checks.demonstration():
    show_summary()

# %% [markdown]
# - **Target network.** With Huber's loss nothing is learned without it; with the squared error it can be done without, at the price of
#   values that are too high. Hard or soft makes no difference in the scores that we could find. The period trades settling (too short: divergence)
#   against the speed at which values spread (too long: a sweep of value iteration for each copy, and no more).
# - **Replay.** The newest step alone teaches next to nothing that lasts. A larger buffer helps because its batches are worth more, and
#   because less is forgotten; how much larger it must be is a question that eight seeds answer only roughly.
# - **Stability.** Spread without mean misleads. The seed is the unit; an interval of the difference is the answer; ties are a result.
#
# All of this is about one task, one network, one learning rate, in a few thousand steps. Change `BASE` and see what lasts: that is what the
# cells are for.
#
# **Where it leads.** The maximum in the target leans towards values that are too high, even with a target network: 5.4 measures how much
# and mends it (double DQN).
#
# **Further reading.** Zhang and Sutton, *A deeper look at experience replay* (2017): a buffer can be too large. Fedus et al.,
# *Revisiting fundamentals of experience replay* (2020): capacity, age of the data, and why $n$-step returns matter. Van Hasselt et al.,
# *Deep reinforcement learning and the deadly triad* (2018): how often DQN really diverges. Agarwal et al., *Deep reinforcement
# learning at the edge of the statistical precipice* (2021): intervals for few seeds.
