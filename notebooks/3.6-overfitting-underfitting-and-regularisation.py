# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.6: Overfitting, underfitting and regularisation"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# A cleaning robot has made 64 trips to its charging stations and has written down what each of them cost. A network learns the costs by heart: its training loss is nearly zero. Then the robot asks the network
# which way to go, and wanders about. With a **worse** training loss it would have found its way more often. How can you tell beforehand, and what can you do about it?
#
# Part 2.5 met this with polynomials, where everything could be computed exactly. Networks have no degree. They have thousands of weights, they are trained step by step, and agents train them again and again on the same few returns in a replay
# buffer. In this part you measure, on networks, what makes them overfit (too few data, too much noise, too many steps, too many weights), and you learn the oldest remedy: a price on large weights, with the proof of when it is the best one.
#
# **After this part you can**
#
# - tell underfitting from overfitting by two curves, and say which of the two more data can cure;
# - show how noise and many steps make a network learn luck by heart;
# - add L2 regularisation to a loss, solve it exactly for a linear model, and prove what it does;
# - choose the size of a network on held-out data, with several seeds, without fooling yourself.
#
# **Builds on** Part 2.4 (least squares and $R^2$), Part 2.5 (noise, bias and variance; held-out data) and Part 3.3 (networks from blocks).
#
# **Time** about 30 minutes to read, 56 to work.
#
# **Sources** Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2nd edition, 2009), sections 3.4.1 and 7.10; Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 5.2 and 7.1.1; Hoerl and Kennard, *Ridge Regression: Biased Estimation for
# Nonorthogonal Problems* (1970); Belkin and others, *Reconciling modern machine-learning practice and the classical bias-variance trade-off* (2019); Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 9.7.

# %%
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from rlcourse import checks
from rlcourse.agents import networks
from rlcourse.figures import controls, plots
from torch import Tensor, nn

plots.use_style()
torch.set_num_threads(1)  # small networks: more threads would only wait for each other

# %% [markdown]
# The networks here are so small that the CPU is the fastest place for them.
#
# ## The mathematics
#
# A model with the parameters $\theta$ predicts $\hat v_\theta(s)$. We have $n$ examples, drawn independently from one distribution: states $s_i$ with returns $G_i$ as targets. The **training loss** is the mean squared error on them; the **test loss** is the expected squared error on a new example
# from the same distribution:
#
# $$L_n(\theta) = \frac1n \sum_{i=1}^n \bigl(\hat v_\theta(s_i) - G_i\bigr)^2, \qquad L(\theta) = \mathbb E\bigl[(\hat v_\theta(S) - G)^2\bigr] .$$
#
# We measure $L$ on many fresh examples. If both losses are large, the model **underfits**. If the training loss is much smaller than the test loss, it **overfits**. If $G = v(S) + \varepsilon$ with noise of the variance $\sigma^2$, no model has a test loss below $\sigma^2$ (Lemma 3 of Part 2.5). The
# training loss knows no such floor.
#
# **Lemma 1 (the training loss flatters, and less so with more data).** Let $m_n = \min_\theta L_n(\theta)$ be the smallest training loss. (We assume that the minima exist.) Then $\mathbb E[m_n] \le \min_\theta L(\theta)$, and $\mathbb E[m_n] \le \mathbb E[m_{n+1}]$.
#
# *Proof.* For any fixed $\theta$, $m_n \le L_n(\theta)$, so $\mathbb E[m_n] \le \mathbb E[L_n(\theta)] = L(\theta)$. This holds for the best $\theta$, too. For the second claim, take $n + 1$ examples, and leave out each of them in turn. Each example is missing once, so the loss on all of them is the mean of the $n + 1$ losses
# on $n$ examples each. The smallest value of a mean is at least the mean of the smallest values: each of the $n + 1$ terms is at least its own minimum, wherever $\theta$ lies. So $m_{n+1}$ is at least the mean of these $n + 1$ minima. Each of them belongs to $n$ independent examples, and so its expectation is $\mathbb E[m_n]$. The mean of the minima has the same expectation, and therefore $\mathbb E[m_{n+1}] \ge \mathbb E[m_n]$. $\blacksquare$
#
# So with more data the smallest training loss does not fall, on average: it **rises** or stays, but never above the best possible loss. A rising training loss can be good news. The lemma speaks of any kind of model. (Training finds minima only roughly; for networks we shall measure.)
#
# **L2 regularisation** puts a price on large weights. With a **strength** $\lambda > 0$, we minimise
#
# $$J(\theta) = L_n(\theta) + \lambda \lVert w \rVert^2 ,$$
#
# where $w$ holds all weights, but **no biases**: a constant added to all returns should be added to all predictions, and cost nothing. Why squares, and how large should $\lambda$ be?
#
# **Lemma 2 (a belief about the weights).** Suppose that the noise is normal with the variance $\sigma^2$, and that before seeing any data we believe that each weight is drawn from a normal distribution with the mean 0 and the variance $\tau^2$ (and hold all biases equally likely). Then the most probable parameters, given the data, minimise $J$ with $\lambda = \sigma^2 / (n \tau^2)$.
#
# *Proof.* By Bayes' rule, the probability density of the parameters given the data is proportional to that of the data given the parameters, times that of the parameters: to $\prod_i e^{-(G_i - \hat v_\theta(s_i))^2 / (2 \sigma^2)} \cdot \prod_j e^{-w_j^2 / (2 \tau^2)}$. Minus its logarithm is, up to a constant,
# $\frac{n}{2\sigma^2} L_n(\theta) + \frac{1}{2\tau^2} \lVert w \rVert^2 = \frac{n}{2 \sigma^2} \bigl( L_n(\theta) + \frac{\sigma^2}{n \tau^2} \lVert w \rVert^2 \bigr)$. $\blacksquare$
#
# So: more noise, more regularisation; more data, less. This holds for networks as well. For a **linear** model $\hat v(x) = w \cdot x$ we can see what the price does. Let row $i$ of $X$ be the features $x_i$, let $y$ hold the targets, and let $C = \frac1n X^\top X$, which is symmetric. So it has orthonormal eigenvectors $q_1, \dots, q_k$, with eigenvalues
# $c_1, \dots, c_k \ge 0$: how much the data are spread along each of them (Part 2.4 saw them as the directions of fast and slow learning).
#
# **Lemma 3 (shrinkage).** For $\lambda > 0$, exactly one $w_\lambda$ minimises $J(w) = \frac1n \lVert Xw - y \rVert^2 + \lambda \lVert w \rVert^2$, namely $w_\lambda = (C + \lambda I)^{-1} \frac1n X^\top y$. If $w_0$ is any least-squares solution, then along each eigenvector
#
# $$q_i \cdot w_\lambda = \frac{c_i}{c_i + \lambda} \; q_i \cdot w_0, \qquad \text{and} \qquad L_n(w_\lambda) = L_n(w_0) + \sum_i c_i \Bigl( \frac{\lambda}{c_i + \lambda} \Bigr)^2 (q_i \cdot w_0)^2 .$$
#
# With a bias, all this holds for the centred data, which have $x_i - \bar x$ for $x_i$ and $y_i - \bar y$ for $y_i$ (so $C$ and $w_0$ are theirs), and the best bias is $\bar y - \bar x \cdot w_\lambda$.
#
# *Proof.* By the normal equations (Lemma 1 of Part 2.4), $\frac1n X^\top y = C w_0$, and by Pythagoras $L_n(w) = L_n(w_0) + (w - w_0)^\top C (w - w_0)$. Write $a_i = q_i \cdot w$ and $b_i = q_i \cdot w_0$. Then $J(w) = L_n(w_0) + \sum_i \bigl( c_i (a_i - b_i)^2 + \lambda a_i^2 \bigr)$. Each term is a parabola in its own $a_i$ that opens upwards, with its bottom where
# $c_i (a_i - b_i) + \lambda a_i = 0$, at $a_i = \frac{c_i}{c_i + \lambda} b_i$. Put this in for the training loss. And $C + \lambda I$ has the eigenvalues $c_i + \lambda > 0$, so it can be inverted, and $(C + \lambda I) w_\lambda = C w_0 = \frac1n X^\top y$. A bias $b$ has no price. For given $w$, the best bias makes the mean of the residuals zero: $b = \bar y - \bar x \cdot w$. Put in, it leaves
# $\frac1n \sum_i \bigl( (x_i - \bar x) \cdot w - (y_i - \bar y) \bigr)^2 + \lambda \lVert w \rVert^2$. $\blacksquare$
#
# Directions in which the data are spread ($c_i \gg \lambda$) are hardly touched. Those in which they are not, where the fit would be guessing, are pulled to zero. The training loss rises with $\lambda$ (unless the least-squares solution along every $q_i$ with $c_i > 0$ is zero, and nothing is left to shrink). Is it worth it?
#
# **Lemma 4 (the best strength).** Let $y = X w + \varepsilon$, without a bias, where the entries of $\varepsilon$ are independent, with the mean 0 and the variance $\sigma^2$, and the weights $w$ really are drawn with the mean 0 and the variance $\tau^2$, independently of each other and of the noise. Then the expected error along $q_i$ is
#
# $$\mathbb E\bigl[(q_i \cdot w_\lambda - q_i \cdot w)^2\bigr] = \Bigl( \frac{\lambda}{c_i + \lambda} \Bigr)^2 \tau^2 + \Bigl( \frac{c_i}{c_i + \lambda} \Bigr)^2 \frac{\sigma^2}{n c_i} \qquad (c_i > 0),$$
#
# and **one and the same** $\lambda = \sigma^2 / (n \tau^2)$ makes it, in every direction, as small as it can be when the least-squares solution is multiplied by any factor.
#
# *Proof.* Along $q_i$, the least-squares solution is $b_i = a + e$: the truth $a = q_i \cdot w$, and $e = \frac{1}{n c_i} q_i \cdot X^\top \varepsilon$, since $C^{-1}$ divides by $c_i$ along $q_i$. The variance of $a$ is $\tau^2$; that of $e$ is $\sigma^2 \lVert X q_i \rVert^2 / (n c_i)^2 = \sigma^2 / (n c_i)$, since $\lVert X q_i \rVert^2 = n\, q_i \cdot C q_i = n c_i$. Both have the mean 0, and they are independent. So shrinking by a factor
# $f$ has the expected error $\mathbb E[(f(a + e) - a)^2] = (1 - f)^2 \tau^2 + f^2 \sigma^2 / (n c_i)$: squared bias and variance, as in Part 2.5. With $f = c_i / (c_i + \lambda)$, this is the formula. As a parabola in $f$, it is smallest at $f = \tau^2 / (\tau^2 + \sigma^2/(n c_i)) = c_i / (c_i + \sigma^2 / (n \tau^2))$. $\blacksquare$
#
# In practice, nobody tells you $\tau$. So the strength is chosen as everything else is: on held-out data.
#
# ```text
# Training with L2 regularisation
# input: states and returns, a network, strength λ, learning rate, number of steps
# 1  for each step:
# 2      J ← mean squared error on all examples + λ · (sum of the squares of all weights)
# 3      compute the gradient of J by each weight and each bias
# 4      move weights and biases, as the optimiser says
# 5  judge by the mean squared error on fresh examples, without any price
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $s_i$ | states: places in the room | `states` | `[n, 2]`, or `[n_sets, n, 2]` | `float32` |
# | $G_i$ | returns, the targets | `returns` | `[n]`, or `[n_sets, n]` | `float32` |
# | $v(s)$ | exact values | `exact_values(states)` | `[...]` | `float32` |
# | $\sigma$ | standard deviation of the noise | `noise` | number | `float` |
# | $\lambda$ | strength of the regularisation | `strength` | number | `float` |
# | $X$, $y$ | features and targets of a linear model | `features`, `targets` | `[n, k]`, `[n]` | `float64` |
# | $w_\lambda$, $b$ | its best weights and bias | `ridge_weights(...)` | `[k]`, `[]` | `float64` |
# | $c_i$, $q_i$ | eigenvalues and eigenvectors of $C$ | `spreads`, `directions` | `[k]`, `[k, k]` | `float64` |
#
# ## A room whose values are known
#
# The robot lives in a room of 4 by 4 metres with three charging stations. A metre costs 1, so the exact value of a place is minus the metres to the nearest station. The carpet is rough here and there, and so the return of a trip is that value plus luck, with the standard deviation $\sigma$. (We draw the luck from a normal
# distribution, so that we can turn it up and down.) A **data set** is a replay buffer of $n$ returns, from random places.
#
# One run proves nothing. So we train several networks at once, each on its own data set and from its own first weights: `networks.Members` holds MLPs as Part 3.3 builds them, and computes them side by side, which takes little longer than one. All of them are trained with Adam (Part 0.3) on all their examples in each step.


# %%
STATIONS = torch.tensor([[-1.2, 0.9], [0.3, -1.3], [1.4, 1.0]])
"""Where the charging stations are, in metres from the middle of the room."""
N_RUNS = 8
"""Networks, each with a data set of its own, for each setting."""


def exact_values(states: Tensor) -> Tensor:
    """Return minus the metres to the nearest station: ``[..., 2]`` to ``[...]``."""
    return -(states.unsqueeze(-2) - STATIONS).norm(dim=-1).amin(dim=-1)


def draw_returns(
    n_sets: int, n: int, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Draw data sets of noisy returns from random places of the room.

    Args:
        n_sets: Number of data sets.
        n: Examples in each.
        noise: Standard deviation of the luck in a return, in metres.
        generator: Draws places and luck.

    Returns:
        States ``[n_sets, n, 2]`` and returns ``[n_sets, n]``, float32.
    """
    states = 4 * torch.rand(n_sets, n, 2, generator=generator) - 2
    luck = torch.randn(n_sets, n, generator=generator)
    return states, exact_values(states) + noise * luck


class Data(NamedTuple):
    """Data sets, one for each network."""

    states: Tensor
    """Shape ``[n_sets, n, 2]``."""
    returns: Tensor
    """Shape ``[n_sets, n]``."""


class Trained(NamedTuple):
    """Networks after training, and their losses on the way."""

    members: networks.Members
    """The networks, side by side."""
    steps: list[int]
    """After how many steps the losses were measured."""
    train: Tensor
    """Training losses, shape ``[n_steps, n_sets]``."""
    test: Tensor
    """Losses on the test data, shape ``[n_steps, n_sets]``."""


def new_members(n_members: int, hidden: Sequence[int], seed: int) -> networks.Members:
    """Return networks side by side, and leave the global generator as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return networks.Members(n_members, 2, hidden, 1)


def members_losses(members: networks.Members, data: Data) -> Tensor:
    """Return the mean squared error of each network on its data, ``[n_sets]``."""
    return (members(data.states)[..., 0] - data.returns).square().mean(dim=1)


def train_members(
    members: networks.Members,
    data: Data,
    test: Data,
    n_steps: int,
    *,
    strengths: Tensor | None = None,
    every: int = 1000,
) -> Trained:
    """Train networks side by side with Adam, each on all its examples in each step.

    Args:
        members: The networks; they change.
        data: What they learn from.
        test: What they are judged on.
        n_steps: Number of steps.
        strengths: Of the L2 regularisation, ``[n_sets]``; None for no price at all.
        every: The losses are measured after each so many steps, and at both ends.
    """
    optimiser = torch.optim.Adam(members.parameters(), lr=0.01, fused=True)
    steps, train, tested = list[int](), list[Tensor](), list[Tensor]()
    for step in range(n_steps + 1):
        losses = members_losses(members, data)
        if step % every == 0 or step == n_steps:
            steps.append(step)
            train.append(losses.detach())
            with torch.no_grad():
                tested.append(members_losses(members, test))
        if step < n_steps:
            if strengths is not None:
                squares = sum(w.square().sum(dim=(1, 2)) for w in members.weights)
                losses = losses + strengths * squares
            optimiser.zero_grad()
            losses.sum().backward()  # no member sees another
            optimiser.step()
    return Trained(members, steps, torch.stack(train), torch.stack(tested))


# %% [markdown]
# Before the networks, the lemma. A linear model with two weights and a bias can be fitted exactly. For data sets of 13 examples we compare the smallest loss with the mean of the 13 smallest losses, one example left out each time. **Predict:** in how many of 200 data sets is the first one at least as large?


# %% tags=["demo", "nbval-check-output"]
def smallest_loss(features: Tensor, targets: Tensor) -> float:
    """Return the training loss of the best linear model, ``[n, k]`` and ``[n]``."""
    weights = torch.linalg.lstsq(features, targets[:, None]).solution[:, 0]
    return (features @ weights - targets).square().mean().item()


def show_flattery(n_sets: int, n: int) -> None:
    """Hold both claims of Lemma 1 for linear models of the room."""
    generator = torch.Generator().manual_seed(361)
    states, returns = draw_returns(n_sets, n, 0.5, generator)
    features = torch.cat([states, torch.ones(n_sets, n, 1)], dim=2).double()
    n_held, minima = 0, list[float]()
    for x, y in zip(features, returns.double(), strict=True):
        rows = [[j for j in range(n) if j != i] for i in range(n)]
        without = [smallest_loss(x[kept], y[kept]) for kept in rows]
        minima.append(smallest_loss(x, y))
        n_held += minima[-1] >= sum(without) / n - 1e-12
    print(f"held in {n_held} of {n_sets} data sets of {n} examples")
    assert n_held == n_sets
    best = smallest_loss(features.flatten(0, 1), returns.double().flatten())
    assert np.mean(minima) < 0.9 * best


show_flattery(200, 13)

# %% [markdown]
# In all of them, as it must be: the inequality of the proof holds for each single data set, not just on average. The cell also asserts the first claim: the mean of the 200 minima is well below the loss of the best linear model for all the examples together.
#
# ## Exercise 1: small and large data sets
#
# *Medium, about 10 minutes.* Draw training and test losses against the number of examples, in one pair of axes. `train_losses` and `test_losses` have a row for each run and a column for each size.
#
# - For each of the two kinds of losses: a **line** through the means over the runs, and around it a shaded **band** with Student's 95 % interval of the mean, which `plots.mean_interval(runs)` returns as lower and upper end.
# - A horizontal line at the variance of the noise, `noise**2`, wherever that lies, from the smallest size (or further left) to the largest (or further right).
# - The sizes along x, on a **logarithmic** scale of any base; the losses along y, on a linear one.
# - A legend that gives each of the three lines a name of its own: in your words, as long as they do not name another of the three.
# - A label on each axis. That of the sizes has one of the words *example*, *sample*, *data*, *size*, *return* or *n* in it, that of the losses *loss*, *error* or *MSE* (with other words, in the plural or in capitals as you like).
# - Nothing cut off: all lines and bands lie within the limits of the axes.
#
# Return the `Figure`, a new one at each call. With the sizes $(10, 100)$, two runs with the test losses $(5, 2)$ and $(3, 2)$, the line goes through $(10, 4)$ and $(100, 2)$. The band has no height at 100, and at 10 it reaches from $4 - 12.7$ to $4 + 12.7$, for Student's quantile for two runs is 12.7.
#
# <details><summary>Hint</summary>
#
# `axes.fill_between(x, lower, upper, alpha=0.2)` draws a band. `plots.curve_with_interval` draws a line with its band at once. `axes.set_xscale("log")`.
#
# </details>


# %%
def ends(values: Sequence[float], *, log: bool = False) -> list[float]:
    """Return the smallest and the largest value, a hair's breadth further in.

    Limits that fit the data exactly may miss them by rounding. (For the tests.)

    Args:
        values: What a figure must show along one axis.
        log: Whether that axis is logarithmic.
    """
    low, high = min(values), max(values)
    if log:
        return [low * (high / low) ** 1e-6, high * (low / high) ** 1e-6]
    return [low + 1e-6 * (high - low), high - 1e-6 * (high - low)]


def check_labels(
    figure: Figure, axes: Axes, x: Sequence[str], y: Sequence[str]
) -> None:
    """Check that each label holds one of its words. (The tests call it.)"""
    thought = "Does each label say what is along its axis, in a word of the statement?"
    checks.labels(axes, x=x, y=y, thought=thought)
    for direction, words, own, shared in (
        ("x", x, axes.get_xlabel(), figure.get_supxlabel()),
        ("y", y, axes.get_ylabel(), figure.get_supylabel()),
    ):
        label = f"{own} {shared}"
        held = (
            checks.says(label, one) if len(one) < 3 else one in label.lower()
            for one in words
        )
        checks.true(f"a word of the label of {direction}", any(held), thought=thought)


def check_size_figure(
    figure: Figure,
    sizes: Sequence[int],
    train: np.ndarray,
    test: np.ndarray,
    noise: float,
) -> None:
    """Check all that a figure of Exercise 1 must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    heights, found = [noise**2], {}
    for what, runs, words in (
        ("the training losses", train, ["train", "fitted", "seen", "in-sample"]),
        ("the test losses", test, ["test", "new", "fresh", "unseen", "held"]),
    ):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        line = checks.curve(
            what,
            axes,
            sizes,
            mean,
            thought=f"A line through the mean over the runs of {what}.",
        )
        checks.band(
            f"the band of {what}",
            axes,
            sizes,
            low,
            high,
            share=0.01,
            thought="A band between both ends of Student's interval of the mean.",
        )
        found[what] = (line, words)
        heights += [*low, *high]
    floor = checks.level(
        "the variance of the noise",
        axes,
        noise**2,
        across=True,
        thought="A level line at the variance, all along the sizes: not at its root.",
    )
    reached = [
        place
        for line in checks.levels(axes)
        if math.isclose(line.at, noise**2, rel_tol=1e-5)
        for place in line.ends
    ]
    slack = (sizes[-1] / sizes[0]) ** 0.02  # what no eye sees
    checks.true(
        "the level line is there for each of the sizes",
        min(reached) <= sizes[0] * slack and max(reached) >= sizes[-1] / slack,
        thought="From the smallest size to the largest?",
    )
    found["the noise"] = (floor, ["noise", "floor", "irreducible", "sigma", "variance"])
    checks.true(
        "the scales",
        axes.get_xscale() == "log" and axes.get_yscale() == "linear",
        thought="Sizes on a logarithmic scale, losses on a linear one.",
    )
    checks.own_names(
        axes,
        found,
        thought="Does a legend name all three lines, each by a name of its own?",
    )
    check_labels(
        figure,
        axes,
        x=("example", "sample", "data", "size", "return", "n"),
        y=("loss", "error", "mse"),
    )
    checks.in_view(
        "all",
        axes,
        x=ends(sizes, log=True),
        y=ends(heights),
        thought="Is a part of a line or of a band cut off?",
    )


# %% exercise="loss_by_size_figure" task=1
def loss_by_size_figure(
    sizes: Sequence[int], train_losses: Tensor, test_losses: Tensor, noise: float
) -> Figure:
    """Draw training and test losses against the number of examples.

    Args:
        sizes: Numbers of examples, ascending, at least two.
        train_losses: Shape ``[n_runs, n_sizes]``, at least two runs, without gradients.
        test_losses: Like ``train_losses``.
        noise: Standard deviation of the noise, above 0.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(layout="constrained")
    for runs, name in ((train_losses, "training loss"), (test_losses, "test loss")):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(noise**2, color="black", ls=":", label="variance of the noise")
    axes.set(xlabel="examples", ylabel="mean squared error", xscale="log")
    axes.set_xticks(sizes, [f"{n}" for n in sizes])
    axes.minorticks_off()
    axes.legend()
    return figure
    # END SOLUTION


# %% test="loss_by_size_figure" points=1
def test_loss_by_size_figure() -> None:
    for sizes, train, test, noise in (
        ([10, 100], [[1.0, 2.0], [3.0, 2.0]], [[5.0, 2.0], [3.0, 2.0]], 1.5),
        ([3, 40, 500], [[0.1, 0.4, 0.5]] * 2 + [[0.0, 0.1, 0.8]], None, 0.5),
    ):
        runs = torch.tensor(train)
        others = torch.tensor(test) if test is not None else 3.0 - runs.flip(0)
        figure = checks.figure_of(
            loss_by_size_figure,
            *(sizes, runs, others, noise),
            n_axes=1,
            thought="Do you return the figure, with one pair of labelled axes?",
        )
        check_size_figure(figure, sizes, runs.numpy(), others.numpy(), noise)


# %% hidden="loss_by_size_figure" points=1
def hidden_loss_by_size_figure() -> None:
    rng = np.random.default_rng(361)
    for n_runs, n_sizes, scale, noise, spread in (
        (2, 2, 1.0, 1.0, 1.0),
        (3, 5, 100.0, 2.0, 1e-3),  # runs that are nearly equal, of one kind
        (2, 5, 0.02, 0.6543, 1.0),  # a variance far above all losses
        (20, 4, 1.0, 1.1234, 1.0),
        (4, 9, 3.0, 0.0123, 1.0),
    ):
        sizes = np.cumsum(rng.integers(1, 10 ** np.arange(1, n_sizes + 1))).tolist()
        train, test = scale * rng.gamma(1.0, size=(2, n_runs, n_sizes))
        if spread < 1.0:
            train = scale + spread * train
        figure = checks.figure_of(
            loss_by_size_figure,
            *(sizes, torch.from_numpy(train), torch.from_numpy(test), noise),
            n_axes=1,
            thought="Is it a new figure with one pair of axes, both labelled?",
        )
        check_size_figure(figure, sizes, train, test, noise)


# %% [markdown]
# Now the networks: two hidden layers of 32, data sets of 16 to 512 returns with $\sigma = 0.5$, 200 steps, eight runs. **Predict** the shape of both lines. Where will they end? (Some seconds.)


# %% tags=["demo"] alt="Mean squared errors against the number of examples, from 16 to 512, on a logarithmic scale. The test loss falls from about 0.7 to a little above 0.25, where a dotted line marks the variance of the noise. The training loss rises from nearly 0 towards the same line from below. Each line has a band, that of the test loss is wide at the left."
NOISE = 0.5
"""Standard deviation of the luck in a return, where nothing else is said."""


def losses_by_size(sizes: Sequence[int], seed: int) -> tuple[Tensor, Tensor]:
    """Return training and test losses of networks, shape ``[N_RUNS, n_sizes]``."""
    generator = torch.Generator().manual_seed(seed)
    states, returns = draw_returns(N_RUNS, max(sizes), NOISE, generator)
    test = Data(*draw_returns(N_RUNS, 1000, NOISE, generator))
    train, tested = list[Tensor](), list[Tensor]()
    for n in sizes:  # each larger data set holds the smaller ones
        data = Data(states[:, :n], returns[:, :n])
        made = train_members(new_members(N_RUNS, (32, 32), seed), data, test, 200)
        train.append(made.train[-1])
        tested.append(made.test[-1])
    return torch.stack(train, dim=1), torch.stack(tested, dim=1)


data_sizes = (16, 32, 64, 128, 256, 512)
size_losses = losses_by_size(data_sizes, 362)
print("examples, training loss, test loss")
for size_row in zip(
    data_sizes, *(losses.mean(dim=0) for losses in size_losses), strict=True
):
    print("{:8}  {:13.3f}  {:9.3f}".format(*size_row))
gaps = (size_losses[1] - size_losses[0]).mean(dim=0)
assert (size_losses[0].mean(dim=0).diff() > 0).all() and (gaps.diff() < 0).all()
assert size_losses[1][:, 0].mean() > 2 * NOISE**2 and gaps[0] > 5 * gaps[-1]
assert (size_losses[1][:, -1] < 1.4 * NOISE**2).all()
with checks.demonstration():
    loss_by_size_figure(data_sizes, *size_losses, NOISE)
    plt.show()

# %% [markdown]
# What to see: with 16 returns the networks know them nearly by heart, and are useless elsewhere. With more data the training loss rises, as Lemma 1 says of exact minima, the test loss falls, and both approach the variance of the noise. **The same network** overfits with 16 examples and is fine with 512. So the first remedy against overfitting is more data.
# Against underfitting it does nothing: there, both losses are large and close together already, and only a richer model helps.
#
# An agent that has just begun has few returns. And it does not train on them once, but over and over.
#
# ## Exercise 2: noise, and many steps
#
# *Medium, about 10 minutes.* What do many steps on one data set do, and what has noise to do with it? Draw training and test losses against the step. `train_losses` and `test_losses` have a row for each level of noise and a column for each entry of `steps`.
#
# - One **panel for each noise**, side by side in the order of `noises`, also where there is only one. Its title is `f"noise {noise:g}"`, for example `noise 0.5`, with further words if you like. (Two titles may be equal: noises may differ in later digits.)
# - In each panel: a line through **all** training losses and a line through all test losses, however many and however small, without markers, and **one marker** in the panel, at its lowest test loss (of several equal ones, the first). The marker may sit on the line (`markevery`) or be drawn apart, and may have an entry in the legend.
# - Steps along x, on a linear scale; losses along y, on a **logarithmic** scale, with **the same limits of the losses** in all panels, so that these can be compared. Nothing cut off: all lines lie within the limits of the axes.
# - A legend that gives both lines names of their own, in your words, as in Exercise 1 (one legend is enough, if the lines look the same in all panels). Labels on both axes of **each** panel, or one for all panels at the figure (`figure.supxlabel`, `figure.supylabel`). That of the steps has one of the words *step*, *update*, *iteration* or *epoch* in it, that of the losses *loss*, *error* or *MSE*.
#
# Return the `Figure`, a new one at each call. With the steps $(0, 10, 20)$ and one noise whose test losses are $(3, 1, 2)$, the marker is at $(10, 1)$.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, n, sharey=True, squeeze=False)` returns a table of axes with one row, even for `n` = 1. With `sharey=True` all panels have the same limits, which follow from the data of all of them. The place of the smallest entry is `losses.argmin()`, if no two are equal; which one does it return if they are? A list's `index` finds the first.
#
# </details>


# %%
def check_noise_figure(
    figure: Figure,
    noises: Sequence[float],
    steps: Sequence[int],
    train: np.ndarray,
    test: np.ndarray,
) -> None:
    """Check all that a figure of Exercise 2 must show. (The tests call it.)"""
    panels = checks.panels_of(figure)
    checks.titles(
        panels,
        [f"noise {noise:g}" for noise in noises],
        thought="A panel for each noise, in order, with its noise in the title.",
    )
    both = np.concatenate([train, test])
    for axes, learned, new in zip(panels, train, test, strict=True):
        found = {}
        for what, losses, words in (
            ("the training losses", learned, ["train", "fitted", "seen", "in-sample"]),
            ("the test losses", new, ["test", "new", "fresh", "unseen", "held"]),
        ):
            thought = f"A line through {what} of this panel's noise, against the steps."
            line = checks.curve(what, axes, steps, losses, thought=thought)
            found[what] = (line, words)
        best = [float(loss) for loss in new].index(float(new.min()))
        checks.scatter(
            "the lowest test loss",
            axes,
            [steps[best]],
            [new[best]],
            only=True,
            thought="One marker, at the first of the lowest test losses, none else.",
            atol=0.0,
        )
        checks.own_names(
            axes,
            found,
            thought="Does a legend name both lines, each by a name of its own?",
        )
        check_labels(
            figure,
            axes,
            x=("step", "update", "iteration", "epoch"),
            y=("loss", "error", "mse"),
        )
        checks.true(
            "the scales",
            axes.get_yscale() == "log" and axes.get_xscale() == "linear",
            thought="A logarithmic scale, for the losses alone.",
        )
        checks.close(
            "the limits of the losses",
            axes.get_ylim(),
            panels[0].get_ylim(),
            thought="The same limits in all panels: `sharey=True`, or `set_ylim`.",
        )
        checks.in_view(
            "all",
            axes,
            x=ends(steps),
            y=ends(both.flatten().tolist(), log=True),
            thought="Is a part of a line cut off?",
        )


# %% exercise="loss_by_step_figure" task=2
def loss_by_step_figure(
    noises: Sequence[float],
    steps: Sequence[int],
    train_losses: Tensor,
    test_losses: Tensor,
) -> Figure:
    """Draw losses against the step, in a panel for each level of noise.

    Args:
        noises: Standard deviations, at least one, all different.
        steps: When the losses were measured, ascending, at least two.
        train_losses: Above 0, shape ``[n_noises, n_steps]``, without gradients.
        test_losses: Like ``train_losses``.

    Returns:
        A figure with a pair of axes for each noise.
    """
    # BEGIN SOLUTION
    figure, panels = plt.subplots(
        1,
        len(noises),
        figsize=(9.5, 3.6),
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    for k, noise in enumerate(noises):
        axes: Axes = panels[0, k]
        axes.plot(steps, train_losses[k], label="training loss")
        axes.plot(steps, test_losses[k], label="test loss")
        tested = test_losses[k].tolist()
        lowest = min(tested)
        axes.plot(steps[tested.index(lowest)], lowest, "o", color="black")
        axes.set(xlabel="step", yscale="log", title=f"noise {noise:g}")
        axes.set_ylabel("mean squared error")
        axes.legend()
    return figure
    # END SOLUTION


# %% test="loss_by_step_figure" points=1
def test_loss_by_step_figure() -> None:
    for noises, steps, train, test in (
        ([0.5], [0, 10, 20], [[3.0, 0.5, 0.1]], [[3.0, 1.0, 2.0]]),
        (
            [0.0, 2.0],
            [0, 5, 15, 40],
            [[1.0, 0.1, 0.01, 0.001], [5.0, 3.0, 2.0, 1.0]],
            [[1.0, 0.3, 0.2, 0.1], [6.0, 4.0, 4.0, 9.0]],
        ),
    ):
        seen, new = torch.tensor(train), torch.tensor(test)
        figure = checks.figure_of(
            loss_by_step_figure,
            *(noises, steps, seen, new),
            n_axes=len(noises),
            arranged="row",
            thought="Do you return a figure with one labelled panel for each noise?",
        )
        check_noise_figure(figure, noises, steps, seen.numpy(), new.numpy())


# %% hidden="loss_by_step_figure" points=1
def hidden_loss_by_step_figure() -> None:
    rng = np.random.default_rng(362)
    for noises, n_steps, lowest, scale in (
        ([1.0], 2, 1, 1.0),
        ([3.0, 0.0], 5, 0, 1.0),
        ([0.1234561, 0.1234562, 2e6], 250, 120, 1.0),  # two titles are equal
        ([0.1, 1.0, 0.7, 5.0], 9, 4, 100.0),
        ([0.1 + 0.2, 1 / 3], 6, 2, 1e-6),  # many digits, and small losses
    ):
        steps = np.cumsum(rng.integers(1, 50, size=n_steps)).tolist()
        size = (len(noises), n_steps)
        train, test = scale * 10.0 ** rng.uniform(-3, 2, size=(2, *size))
        for k, row in enumerate(test):
            low = scale * 1e-4
            row[(lowest + k) % n_steps] = low  # the lowest, the last one too
            row[(lowest + k + 3) % n_steps] = low  # as low at another step
            row[: row.argmin()] = 1.001 * low  # nearly as low before it
        if len(noises) == 2:  # one panel far below the other
            train[1], test[1] = 1e-4 * train[1], 1e-4 * test[1]
        figure = checks.figure_of(
            loss_by_step_figure,
            *(noises, steps, torch.from_numpy(train), torch.from_numpy(test)),
            n_axes=len(noises),
            arranged="row",
            thought="Is it a new figure, a labelled panel for each noise, in a row?",
        )
        check_noise_figure(figure, noises, steps, train, test)


# %% [markdown]
# Three levels of noise, 64 returns, 600 steps. The places, the first weights and the luck are the same ones three times; only the luck is multiplied by 0, 0.5 or 1. **Predict:** in which panels will the test loss turn and rise again? (A second or two.)


# %% tags=["demo"] alt="Three panels of losses against the step, on one logarithmic scale. Without noise, training and test loss both fall, the test loss to about 0.01, and the marker of the lowest test loss is near the end. With the noise 0.5 the test loss falls for some sixty steps, up to the marker, then rises while the training loss goes on falling. With the noise 1 the same happens sooner and more strongly."
NOISES = (0.0, 0.5, 1.0)


def losses_by_step(n_steps: int, seed: int) -> Trained:
    """Train networks at each noise; those of one noise are neighbours."""

    def copies(data: Data) -> Data:
        truth = exact_values(data.states)
        scaled = [truth + noise * (data.returns - truth) for noise in NOISES]
        return Data(data.states.repeat(len(NOISES), 1, 1), torch.cat(scaled))

    generator = torch.Generator().manual_seed(seed)
    data = Data(*draw_returns(N_RUNS, 64, 1.0, generator))
    test = Data(*draw_returns(N_RUNS, 500, 1.0, generator))
    members = new_members(len(NOISES) * N_RUNS, (32, 32), seed)
    with torch.no_grad():
        for one in members.parameters():
            one.copy_(one[:N_RUNS].repeat(len(NOISES), 1, 1))
    return train_members(members, copies(data), copies(test), n_steps, every=15)


by_step = losses_by_step(600, 363)
step_losses = [
    losses.T.reshape(len(NOISES), N_RUNS, -1)
    for losses in (by_step.train, by_step.test)
]  # each [n_noises, N_RUNS, n_steps]
rises = step_losses[1][..., -1] / step_losses[1].amin(dim=2)  # [n_noises, N_RUNS]
for tested, rise_row, level in zip(step_losses[1], rises, NOISES, strict=True):
    turn = by_step.steps[int(tested.mean(dim=0).argmin())]
    print(f"noise {level:g}: lowest test loss at step {turn:3},", end=" ")
    print(f"at the end {rise_row.mean():.2f} times the lowest (mean of {N_RUNS} runs)")
assert rises[0].mean() < 1.2 and (rises[1:].mean(dim=1) > 1.3).all()
assert (rises[1:].amin(dim=1) > 1.0).all() and rises[2].mean() > 1.2 * rises[0].mean()
assert (step_losses[0][1:, :, -1].mean(dim=1) < torch.tensor([0.25, 1.0]) / 2).all()
with checks.demonstration():
    loss_by_step_figure(NOISES, by_step.steps, *(s.mean(dim=1) for s in step_losses))
    plt.show()

# %% [markdown]
# What to see: first the network learns what all the examples have in common, and both losses fall. From the marker on it learns more of what each of them has for itself. With noise, that includes its luck: the training loss ends at less than half of the variance of the noise, and the rest of the luck is in the weights. Without noise there is nothing wrong to be learned, and the
# test loss stays near its lowest. (It is not zero. Between 64 places the network still guesses.)
#
# So the network, the data set and the number of steps alone do not decide it. One remedy is plain in the picture: stop at the marker. But the picture was drawn with test data. Part 3.7 does it properly, with a third data set. Here we look for a loss that one may minimise to the end.
#
# ## Exercise 3: a price on the weights
#
# *Medium, about 8 minutes.* Return the regularised loss of a network, $J = L_n + \lambda \lVert w \rVert^2$, as a tensor without dimensions that can be differentiated by every weight and every bias that is not frozen:
#
# - the **mean** over the examples of the squared error, where the network gives `[n, 1]` and the returns are `[n]`;
# - plus `strength` times the **sum** of the squares of all weights, in all linear layers, frozen or not. **Biases have no price.**
#
# The network is an MLP of `nn.Linear` layers, none of which stands in it twice, and activations without parameters of their own, such as `nn.Tanh`. It may be a single `nn.Linear`, its layers may stand in blocks within blocks, whatever the names of the blocks, and some layers may have no bias. Nothing of the network is changed: neither numbers nor modes, not what is frozen, and not even gradients that are already there.
#
# A network of one linear layer with the weights (3, 4) and the bias 10, at the state (0, 0) with the return 8, has the squared error $(10 - 8)^2 = 4$, and at a strength of 0.1 the loss $4 + 0.1 \cdot (9 + 16) = 6.5$.
#
# <details><summary>Hint</summary>
#
# What is the shape of `network(states) - returns`? And of the two kinds of parameters of a linear layer, weights are matrices and biases vectors. `network.named_parameters()` tells them apart by name, too: by the last part of the name, after the names of the blocks.
#
# </details>


# %% exercise="regularised_loss" task=3
def regularised_loss(
    network: nn.Module, states: Tensor, returns: Tensor, strength: float
) -> Tensor:
    """Return the mean squared error plus the price of the weights.

    Args:
        network: An MLP of linear layers; maps ``[n, n_in]`` to ``[n, 1]``. Of its
            modules, the linear layers alone have parameters.
        states: Shape ``[n, n_in]``, n at least 1, of the dtype of the network.
        returns: Shape ``[n]``, of the dtype of the network.
        strength: Price of the sum of squared weights, at least 0.

    Returns:
        A tensor without dimensions, of the dtype of the network.
    """
    # BEGIN SOLUTION
    errors = network(states)[:, 0] - returns  # [n]
    weights = [one for one in network.parameters() if one.ndim == 2]
    return errors.square().mean() + strength * sum(w.square().sum() for w in weights)
    # END SOLUTION


# %% test="regularised_loss" points=1
def test_regularised_loss() -> None:
    kind = torch.float64
    for states, returns, strength, right, thought in (
        ([[0.0, 0.0]], [8.0], 0.1, 6.5, "The example of the statement."),
        ([[0.0, 0.0]], [8.0], 0.0, 4.0, "No price: the mean squared error."),
        (
            [[0.0, 0.0], [1.0, 0.0]],
            [9.0, 10.0],
            0.1,
            7.5,
            "Errors of 1 and 3; the network is a single layer.",
        ),
        ([[0.0, 0.0], [1.0, 0.0]], [10.0, 13.0], 2.0, 50.0, "Blocks with any names."),
        ([[1.0, 0.0]] * 2, [13.0, 13.0], 1.0, 25.0, "Errors of 0: two shapes?"),
        ([[0.0, 0.0], [1.0, 0.0]], [10.0, 13.0], 0.0, 0.0, "Errors of 0: two shapes?"),
    ):
        layer = nn.Linear(2, 1, dtype=kind)
        network = nn.Sequential(layer) if len(states) == 1 else layer
        with torch.no_grad():
            layer.weight.copy_(torch.tensor([[3.0, 4.0]]))
            layer.bias.fill_(10.0)
        if strength == 2.0:
            network, block = nn.Sequential(), nn.Sequential()
            block.add_module("debiased", layer)
            network.add_module("weighted", block)
        x, y = torch.tensor(states, dtype=kind), torch.tensor(returns, dtype=kind)
        with checks.unchanged(network=network, states=x, returns=y):
            found = checks.attempt(regularised_loss, network, x, y, strength)
        what = f"the loss at {states} with the returns {returns}, strength {strength}"
        loss = checks.tensor(
            what, found, shape=(), dtype=kind, thought="A tensor without dimensions."
        )
        checks.close(what, loss, right, thought=thought, rtol=1e-9)
        loss.backward()
        if strength == 0.1 and len(states) == 1:
            checks.close(
                "the gradient by the weights",
                layer.weight.grad,
                [[0.6, 0.8]],
                thought="The price has a gradient: 2 times the strength times w.",
            )
            checks.close(
                "the gradient by the bias",
                layer.bias.grad,
                [4.0],
                thought="The bias has no price.",
            )


# %% hidden="regularised_loss" points=2
def hidden_regularised_loss() -> None:
    draws = torch.Generator().manual_seed(363)
    for number, (n, widths, strength, kind, bias) in enumerate(
        (
            (1, (1, 1), 0.5, torch.float64, True),
            (5, (3, 1), 2.0, torch.float64, False),
            (1, (2, 4, 1), 0.1, torch.float64, True),
            (7, (2, 1, 1), 1e-3, torch.float64, True),
            (4, (3, 5, 2, 1), 10.0, torch.float64, False),
            (9, (2, 3, 4, 5, 1), 0.0, torch.float64, True),
            (6, (4, 3, 3, 1), 0.7, torch.float32, True),
            (50, (1, 6, 1), 1e6, torch.float64, True),
            (4, (5, 1), 0.3, torch.float64, True),
            (8, (2, 5, 4, 1), 0.2, torch.float64, True),
            (6, (3, 4, 2, 1), 0.4, torch.float64, True),
            (5, (3, 4, 2, 1), 0.6, torch.float64, True),  # blocks with names
            (7, (3, 4, 2, 1), 0.4, torch.float64, False),
            (6, (3, 4, 2, 1), 0.4, torch.float64, True),  # of the form of one before
            (5, (3, 4, 2, 1), 0.6, torch.float64, True),
        )
    ):
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            has_bias = bias or after == 1
            layers += [nn.Linear(before, after, bias=has_bias, dtype=kind), nn.Tanh()]
        network = nn.Sequential(*layers[:-1])
        if number % 3 == 1:  # blocks within blocks, or a single layer
            inner = nn.Sequential(nn.Sequential(*layers[1:-2]), *layers[-2:-1])
            network = nn.Sequential(layers[0], inner) if widths[2:] else layers[0]
        if strength == 0.6:
            network = nn.Sequential()
            network.add_module("debiased", nn.Sequential(*layers[:2]))
            network.add_module("weighted", nn.Sequential(*layers[2:-1]))
        network.train(number % 2 == 0)
        layers[0].train(number % 4 < 2)
        with torch.no_grad():
            for one in network.parameters():
                one.copy_(torch.randn(one.shape, generator=draws, dtype=kind))
        for one in layers[0].parameters():
            one.requires_grad_(number % 5 != 4)  # frozen
        x = torch.randn(n, widths[0], generator=draws, dtype=kind)
        y = 3 * torch.randn(n, generator=draws, dtype=kind) + 5
        # Written another way: layer by layer, from the slope in each prediction.
        guess = network(x)
        errors = (guess.detach().flatten() - y) / n
        linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
        squares = sum(
            float(number) ** 2
            for one in linear
            for number in one.weight.detach().flatten()
        )
        right = n * float((errors**2).sum()) + strength * squares
        guess.backward(2 * errors[:, None])
        moving = [one for one in network.parameters() if one.grad is not None]
        slopes = [
            one.grad + (2 * strength * one.detach() if one.ndim == 2 else 0)
            for one in moving
            if one.grad is not None
        ]
        for one in network.parameters():
            one.grad = torch.full_like(one, 7.0)
        with checks.unchanged(network=network, states=x, returns=y):
            found = checks.attempt(regularised_loss, network, x, y, strength)
        loss = checks.tensor(
            "the loss",
            found,
            shape=(),
            dtype=kind,
            thought="Is it a tensor without dimensions, of the network's dtype?",
        )
        close = 1e-9 if kind == torch.float64 else 1e-4
        checks.close(
            "the loss",
            loss,
            right,
            thought="A mean over examples, a sum over the weights of all layers, "
            "wherever they stand, and nothing for biases, whatever their number?",
            rtol=close,
        )
        for one in network.parameters():
            one.grad = None
        loss.backward()
        for one, slope in zip(moving, slopes, strict=True):
            checks.close(
                "a gradient",
                one.grad,
                slope,
                thought="Do gradients lead through both terms, and to every weight?",
                rtol=close,
                atol=close * float(slope.abs().max()),
            )


# %% [markdown]
# ## Exercise 4: the exact answer for a linear model
#
# *Medium, about 12 minutes.* For a linear model nothing needs to be trained. Return a tuple of the weights and the bias that minimise
#
# $$\frac1n \sum_{i=1}^n (x_i \cdot w + b - y_i)^2 + \lambda \lVert w \rVert^2 ,$$
#
# with a strength $\lambda > 0$ and without a price on the bias, by Lemma 3. (This is called **ridge regression**.) Any exact way will do: each weight and the bias are wanted to six digits. The features may lie more than a million times as far from zero as they are spread; there may be more features than examples; some features may be spread far less than others; and there may be only one example. Weights and bias are new tensors, or parts of one; features and targets stay as they are.
#
# For the features $(1), (3)$ with the targets $(2, 6)$, the means are 2 and 4. Less them, the features are $\pm 1$ and the targets $\pm 2$, so $C = 1$ and $\frac1n X^\top y = 2$. At the strength 1 the weight is $2 / (1 + 1) = 1$, and the bias $4 - 2 \cdot 1 = 2$.
#
# <details><summary>Hint</summary>
#
# Take the means away first, then solve the $k$ equations of the lemma: `torch.linalg.solve(matrix, vector)`. Mind the $\frac1n$: it stands in $C = \frac1n X^\top X$ and at $X^\top y$, but not at $\lambda$. (Or leave it out at both; what stands at $\lambda$ then?)
#
# </details>


# %%
def check_ridge(
    found: object,
    k: int,
    weights: ArrayLike,
    bias: ArrayLike,
    size: float,
    thought: str,
) -> None:
    """Check weights and bias of Exercise 4. (The tests call it.)"""
    kind = "Two tensors like the features: weights [k], a bias without dimensions."
    pair = checks.instance("the result", found, tuple, thought=kind)
    checks.equal("the number of results", len(pair), 2, thought=kind)
    for what, one, right, shape in (
        ("the weights", pair[0], weights, (k,)),
        ("the bias", pair[1], bias, ()),
    ):
        made = checks.tensor(what, one, shape=shape, dtype=torch.float64, thought=kind)
        checks.close(what, made, right, thought=thought, rtol=1e-6, atol=1e-8 * size)


# %% exercise="ridge_weights" task=3 forbid="sklearn scipy"
def ridge_weights(
    features: Tensor, targets: Tensor, strength: float
) -> tuple[Tensor, Tensor]:
    """Return the best weights and bias of a linear model with L2 regularisation.

    Args:
        features: Shape ``[n, k]``, float64, n and k at least 1.
        targets: Shape ``[n]``, float64.
        strength: Price of the sum of squared weights, above 0.

    Returns:
        Weights ``[k]`` and bias ``[]``, float64.
    """
    # BEGIN SOLUTION
    n, k = features.shape
    x = features - features.mean(dim=0)
    y = targets - targets.mean()
    matrix = x.T @ x / n + strength * torch.eye(k, dtype=x.dtype)
    weights = torch.linalg.solve(matrix, x.T @ y / n)
    return weights, targets.mean() - features.mean(dim=0) @ weights
    # END SOLUTION


# %% test="ridge_weights" points=1
def test_ridge_weights() -> None:
    for x, y, strength, weights, bias, thought in (
        ([[1.0], [3.0]], [2.0, 6.0], 1.0, [1.0], 2.0, "The example of the statement."),
        ([[1.0], [3.0]], [2.0, 6.0], 3.0, [0.5], 3.0, "A strength of 3: 2 / (1 + 3)."),
        ([[1.0], [3.0]], [5.0, 9.0], 1.0, [1.0], 5.0, "Targets moved: the bias moves."),
        (
            [[1.0], [3.0]] * 2,
            [2.0, 6.0] * 2,
            1.0,
            [1.0],
            2.0,
            "All twice: 1/n in both.",
        ),
        ([[4.0, -2.0]], [3.0], 0.5, [0.0, 0.0], 3.0, "One example: the bias alone."),
        (
            [[1234567.8], [1234569.8]],
            [2.0, 6.0],
            1.0,
            [1.0],
            -1234564.8,
            "Far from zero: which means are taken away, and when?",
        ),
    ):
        features = torch.tensor(x, dtype=torch.float64)
        targets = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(ridge_weights, features, targets, strength)
        check_ridge(found, len(x[0]), weights, bias, 1.0, thought)


# %% hidden="ridge_weights" points=2
def hidden_ridge_weights() -> None:
    rng = np.random.default_rng(364)
    for number, (n, k, middle, size, strength) in enumerate(
        (
            (1, 1, 5.0, 1.0, 0.1),
            (1, 3, 0.0, 1.0, 2.0),
            (2, 1, -3.0, 10.0, 1e-3),
            (20, 4, 0.0, 1.0, 0.5),
            (6, 9, 2.0, 1.0, 0.01),  # more features than examples
            (50, 3, 1e4, 1.0, 1.0),
            (30, 5, -1.0, 1e4, 10.0),
            (40, 2, 0.3, 1e-3, 1e-7),
            (300, 6, 1.0, 1.0, 1e5),
            (12, 12, 0.0, 2.0, 0.05),
            (25, 3, 0.5, 1.0, 1e-6),
            (30, 4, 0.0, 10.0, 1e-5),
            (40, 3, -1.7e6, 1.0, 0.2),
        )
    ):
        x = size * rng.normal(size=(n, k)) * rng.uniform(0.5, 2.0, size=k)
        if number in (10, 11):
            x[:, -1] *= 1e-3 / size  # hardly spread
        x += middle
        y = 100.0 + 3.0 * rng.normal(size=n) + (x - middle)[:, 0] / size
        features, targets = torch.from_numpy(x), torch.from_numpy(y)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(ridge_weights, features, targets, strength)
        # Written another way: least squares with k examples more.
        mean = x.mean(axis=0)
        rows = np.vstack([(x - mean) / n**0.5, strength**0.5 * np.eye(k)])
        goals = np.concatenate([(y - y.mean()) / n**0.5, np.zeros(k)])
        weights = np.linalg.lstsq(rows, goals, rcond=None)[0]
        largest = float(np.abs(weights).max())
        check_ridge(
            found,
            k,
            weights,
            y.mean() - mean @ weights,
            max(largest, 1e-3 / size),
            "Is it the minimum of exactly this cost, with a free bias, for any numbers "
            "of examples and features, near zero or far from it?",
        )
        checks.true(
            "new tensors",
            checks.returns_new_tensors(ridge_weights, features, targets, strength),
            thought="Do weights and bias have memory of their own?",
        )


# %% [markdown]
# Both exercises speak of the same minimum. So train a linear layer on your regularised loss, and compare. And hold Lemma 3 on the way: along each eigenvector the weights should shrink by $c_i / (c_i + \lambda)$. Three features, spread very differently, and 40 examples. (This needs Exercises 3 and 4.)


# %% tags=["demo"]
def correlated_data(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Draw ``n`` examples with three features, two of which are nearly the same."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 3, generator=generator, dtype=torch.float64)
    x[:, 1] = x[:, 0] + 0.1 * x[:, 1]
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return x + 0.5, x @ torch.tensor([1.0, 1.0, -1.0], dtype=torch.float64) + luck


def show_minimum(seed: int, strength: float) -> list[str]:
    """Compare training, the exact answer and Lemma 3; return what to print."""
    x, y = correlated_data(40, seed)
    weights, bias = ridge_weights(x, y, strength)
    layer = nn.Linear(3, 1, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
    optimiser = torch.optim.SGD(layer.parameters(), lr=0.15)
    for _ in range(800):
        optimiser.zero_grad()
        regularised_loss(layer, x, y, strength).backward()
        optimiser.step()
    gap = (layer.weight.detach()[0] - weights).abs().max()
    assert gap < 1e-8 and (layer.bias.detach()[0] - bias).abs() < 1e-8
    centred, moved = x - x.mean(dim=0), y - y.mean()
    spreads, directions = torch.linalg.eigh(centred.T @ centred / len(x))
    plain = torch.linalg.lstsq(centred, moved[:, None]).solution[:, 0]
    lines = list[str]()
    for spread, direction in zip(spreads, directions.T, strict=True):
        before, after = direction @ plain, direction @ weights
        lines.append(f"{spread:.4f}  {spread / (spread + strength):.4f}")
        lines[-1] += f"  {after / before:.4f}  {before:7.3f} to {after:7.3f}"
        assert (after - before * spread / (spread + strength)).abs() < 1e-9
    loss, least = ((centred @ w - moved).square().mean() for w in (weights, plain))
    more = spreads * ((strength / (spreads + strength)) * (directions.T @ plain)) ** 2
    assert (loss - least - more.sum()).abs() < 1e-9
    return lines


with checks.demonstration():
    shrunk = [show_minimum(seed, 0.1) for seed in (364, 365, 366)]
    print("spread  c/(c+λ)  measured  along its direction")
    print(*shrunk[0], sep="\n")

# %% [markdown]
# What to see: trained and exact weights agree to eight digits, and each direction shrinks as Lemma 3 says, for three data sets. The first direction is the difference of the two features that are nearly the same. The data say next to nothing about it, so least squares fits luck there, and the price takes most of it away. The two others are hardly touched.
#
# Now Lemma 4: draw worlds, whose weights have the standard deviation $\tau = 0.5$, and noise with $\sigma = 1$. With $n$ examples the best strength should be $\lambda = \sigma^2 / (n \tau^2) = 4 / n$. (The lemma has no bias, and `ridge_weights` has one. But these features have the mean 0, so centring the targets leaves $X^\top y$ as it is, and the weights are the same.) **Predict:** how far off is the error at a tenth, and at ten times the best strength? (This needs Exercise 4.)


# %% tags=["demo"] alt="Expected squared error of the weights against the strength, both on logarithmic scales, for 20 and for 80 examples. Both curves fall at first, have a flat bottom, and rise to the common height 2.5 at the right. Crosses, measured in 400 worlds each, lie on the curves. Upright lines at 0.2 and 0.05 mark the strengths of Lemma 4, where the bottoms are. The curve for 80 examples lies lower."
TAU, N_FEATURES = 0.5, 10
STRENGTHS = torch.logspace(-3, 2, 26, dtype=torch.float64)


def drawn_features(n: int) -> Tensor:
    """Return fixed features ``[n, 10]`` of unequal spread, with the mean 0."""
    generator = torch.Generator().manual_seed(367)
    x = torch.randn(n, N_FEATURES, generator=generator, dtype=torch.float64)
    return (x - x.mean(dim=0)) * torch.linspace(0.2, 1.5, N_FEATURES).double()


def expected_errors(features: Tensor, strengths: Tensor) -> Tensor:
    """Return the expected squared error of the weights by Lemma 4, for sigma = 1."""
    spreads = torch.linalg.eigvalsh(features.T @ features / len(features))
    kept = spreads / (spreads + strengths[:, None])  # [n_strengths, k]
    parts = (1 - kept) ** 2 * TAU**2 + kept**2 / (len(features) * spreads)
    return parts.sum(dim=1)


def measured_errors(features: Tensor, strength: float, n_worlds: int) -> Tensor:
    """Return the squared error of the weights in each of many worlds."""
    generator = torch.Generator().manual_seed(368 + len(features))
    errors = list[Tensor]()
    for _ in range(n_worlds):
        truth = TAU * torch.randn(N_FEATURES, generator=generator, dtype=torch.float64)
        luck = torch.randn(len(features), generator=generator, dtype=torch.float64)
        found, _ = ridge_weights(features, features @ truth + luck, strength)
        errors.append((found - truth).square().sum())
    return torch.stack(errors)


def strength_figure() -> Figure:
    """Hold Lemma 4 for 20 and for 80 examples, and draw both errors."""
    figure, axes = plt.subplots(layout="constrained")
    for n, colour in ((20, "#0072B2"), (80, "#D55E00")):
        fixed = drawn_features(n)
        curve = expected_errors(fixed, STRENGTHS)
        best_strength = 1 / (n * TAU**2)
        tried = torch.tensor([0.1, 1.0, 10.0], dtype=torch.float64) * best_strength
        lemma = expected_errors(fixed, tried)
        worlds = torch.stack([measured_errors(fixed, s, 400) for s in tried.tolist()])
        standard_errors = worlds.std(dim=1) / 400**0.5
        print(f"{n} examples: at a tenth of 4/n, at 4/n, at ten times 4/n:", end=" ")
        print(*(f"{e:.3f}" for e in worlds.mean(dim=1)), "measured,", end=" ")
        print(*(f"{e:.3f}" for e in lemma), "by Lemma 4")
        assert ((worlds.mean(dim=1) - lemma).abs() < 4.5 * standard_errors).all()
        assert (curve >= lemma[1]).all() and lemma[1] < 0.9 * min(lemma[0], lemma[2])
        look = plots.look_of(colour)
        axes.plot(STRENGTHS, curve, label=f"{n} examples, Lemma 4", **look)
        axes.plot(tried, worlds.mean(dim=1), "x", color=colour, ms=9, mew=2)
        axes.axvline(best_strength, lw=1, **look)
    axes.plot([], [], "x", color="0.3", label="measured, 400 worlds")
    axes.set(xlabel="strength λ", ylabel="squared error of the weights")
    axes.set(xscale="log", yscale="log")
    axes.legend()
    return figure


with checks.demonstration():
    strength_figure()
    plt.show()

# %% [markdown]
# What to see: measured and calculated errors agree (within 4.5 standard errors). By Lemma 4, none of the 26 strengths of the curve is better than $4 / n$, and with four times the data the best strength is a fourth. The bottom is flat: a strength that is wrong by a factor of two costs little. Far to the right all weights are nearly zero, which is as bad whatever the data say.
#
# ## A price on the weights of networks
#
# Back to the robot with its 64 returns. For a network nobody knows $\tau$, and there is no formula for the minimum. So we train with six strengths, 600 steps, 16 runs each, and compare three things:
#
# - the training loss;
# - the **value error**, the mean squared error of the predictions against the *exact* values, at 1,000 fresh places;
# - the **progress** of a robot that looks at eight places around it, half a metre away, and goes to the one with the highest predicted value: the metres by which it comes nearer to a station, as a share of what the best of the eight would give. A robot that goes anywhere has about 0.
#
# **Predict:** which of the three gets worse at once, and which get better at first?


# %% tags=["demo"] alt="Three panels against the strength of the regularisation, each with the mean over 16 runs and a band. The training loss rises all the way. The value error falls from about 0.36 to about 0.11 at a strength of 0.01, and rises again. The progress is highest at the strengths 0.003 and 0.01, and falls to about 0 at 0.1."
PRICES = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1)
N_ROBOTS = 16
ANGLES = torch.arange(8) * (math.pi / 4)
MOVES = 0.5 * torch.stack([ANGLES.cos(), ANGLES.sin()], dim=1)  # [8, 2]
PLACES = torch.cartesian_prod(*[torch.linspace(-1.5, 1.5, 16)] * 2)  # [256, 2]


def progress(members: networks.Members) -> Tensor:
    """Return each robot's progress, as a share of the best, ``[n_members]``."""
    around = PLACES[:, None] + MOVES  # [256, 8, 2]
    n_members = len(members.weights[0])
    with torch.no_grad():
        inputs = around.reshape(1, -1, 2).expand(n_members, -1, -1)
        chosen = members(inputs).reshape(n_members, -1, 8).argmax(dim=2)
    gains = exact_values(around) - exact_values(PLACES)[:, None]  # [256, 8]
    made = gains[torch.arange(len(PLACES)), chosen]  # [n_members, 256]
    return made.mean(dim=1) / gains.amax(dim=1).mean()


def priced(seed: int) -> tuple[Trained, Tensor, Tensor, Tensor]:
    """Train with each price; return all, and three tables ``[N_ROBOTS, n_prices]``."""
    generator = torch.Generator().manual_seed(seed)
    k = len(PRICES)
    states, returns = draw_returns(N_ROBOTS, 64, NOISE, generator)
    data = Data(states.repeat(k, 1, 1), returns.repeat(k, 1))  # the same for each price
    test = Data(*draw_returns(1, 1000, 0.0, generator))
    test = Data(test.states.expand(k * N_ROBOTS, -1, -1), test.returns)
    strengths = torch.tensor(PRICES).repeat_interleave(N_ROBOTS)
    members = new_members(k * N_ROBOTS, (32, 32), seed)
    made = train_members(members, data, test, 600, strengths=strengths)
    last = made.train[-1], made.test[-1], progress(members)
    train, error, way = (one.reshape(k, N_ROBOTS).T for one in last)
    return made, train, error, way


def price_figure(tables: Sequence[Tensor]) -> Figure:
    """Draw training loss, value error and progress against the strength."""
    figure, panels = plt.subplots(1, 3, figsize=(10, 3.4), layout="constrained")
    for axes, name, runs in zip(
        panels, ("training loss", "value error", "progress"), tables, strict=True
    ):
        places = range(len(PRICES))
        plots.curve_with_interval(axes, places, runs.numpy(), label=name)
        axes.set_xticks(places, [f"{price:g}" for price in PRICES])
        axes.set(xlabel="strength λ", ylabel=name)
    return figure


price_runs, *price_tables = priced(369)
price_figure(price_tables)
plt.show()
print("strength, training loss, value error, progress")
for price_row in zip(PRICES, *(t.mean(dim=0) for t in price_tables), strict=True):
    print("{:8g}  {:13.3f}  {:11.3f}  {:8.2f}".format(*price_row))
train_table, error_table, way_table = price_tables
assert (train_table.mean(dim=0).diff() > 0).all()
for gain in (
    error_table[:, 0] - error_table[:, 3],
    way_table[:, 2] - way_table[:, 0],
):
    lower_end, upper_end = plots.mean_interval(gain.numpy())
    print(f"gain {gain.mean():.2f}, 95 % interval {lower_end:.2f} to {upper_end:.2f}")
    assert lower_end > 0
assert 2 <= error_table.mean(dim=0).argmin() <= 3
assert way_table[:, 5].mean() < 0.2 and error_table[:, 3].mean() < 0.15

# %% [markdown]
# What to see: the training loss rises with the strength, as for linear models. But at a strength of 0.01 the value error is a fraction of what it was without a price, and at 0.003 **the robot makes more progress, with a worse training loss**. Both gains are means over 16 pairs of runs, with and without a price, on the same data, and Student's interval lies above zero (asserted). At 0.1 the price is so high
# that almost nothing is left of the function: it underfits, and the robot goes anywhere. (The best strength for the values need not be the best one for the choices: those depend on differences of neighbouring values only.)
#
# These numbers compare strengths on the exact values, which only a textbook has. A robot would hold back some of its returns, and choose with them, as you will in Exercise 6.
#
# And here is what the networks believe. **Try** all six strengths (the slider gives the place in the list, from 0 to 5): which features of the room survive, and in which order do they vanish? (The last line asserts that one step of `train_members` moves a network as your `regularised_loss` does. It needs Exercise 3.)


# %% tags=["demo"] alt="Two maps of the room, 4 by 4 metres, with the three stations marked. Left the exact values: a light peak around each station and dark corners. Right the values that a network learned from 64 returns with the strength 0.01: smooth, with light regions near the stations. Black dots mark where the 64 returns came from."
def map_figure(price: int) -> Figure:
    """Draw exact values, and those of the first network with a price of the list."""
    lines = torch.linspace(-2, 2, 81)
    ground = torch.cartesian_prod(lines, lines)  # x goes first
    with torch.no_grad():
        learned = price_runs.members.member(price * N_ROBOTS)(ground)[:, 0]
    figure, panels = plt.subplots(1, 2, figsize=(9.5, 4.2), layout="constrained")
    meshes = list[QuadMesh]()
    titles = "exact values", f"learned, strength {PRICES[price]:g}"
    for axes, title, numbers in zip(
        panels, titles, (exact_values(ground), learned), strict=True
    ):
        table = numbers.reshape(81, 81).T
        meshes.append(axes.pcolormesh(lines, lines, table, vmin=-3, vmax=0.5))
        axes.plot(*STATIONS.T, "^", color="white", mec="black", ms=11, label="station")
        axes.set(xlabel="metres", ylabel="metres", title=title, aspect="equal")
        axes.grid(visible=False)
    generator = torch.Generator().manual_seed(369)
    seen, _ = draw_returns(N_ROBOTS, 64, NOISE, generator)
    panels[1].plot(*seen[0].T, ".", color="black", ms=4, label="returns")
    panels[1].legend(loc="lower left")
    figure.colorbar(meshes[0], ax=panels, label="value (minus metres)")
    return figure


controls.interactive_figure(
    map_figure, price=controls.slider(0, len(PRICES) - 1, 1, 3, "place of the price")
)


def step_gap(seed: int) -> float:
    """Compare a step of ``train_members`` with one along ``regularised_loss``."""
    generator = torch.Generator().manual_seed(seed)
    data = Data(*draw_returns(2, 20, NOISE, generator))
    members = new_members(2, (6, 5), seed)
    alone = members.member(1)
    optimiser = torch.optim.Adam(alone.parameters(), lr=0.01)
    prices = torch.tensor([0.3, 0.05])
    train_members(members, data, data, 1, strengths=prices)
    regularised_loss(alone, data.states[1], data.returns[1], 0.05).backward()
    optimiser.step()
    moved = zip(alone.parameters(), members.member(1).parameters(), strict=True)
    return max((one - other).abs().max().item() for one, other in moved)


with checks.demonstration():
    assert max(step_gap(seed) for seed in (370, 371, 372)) < 1e-5

# %% [markdown]
# ## Exercise 5: model complexity against test score
#
# *Medium, about 8 minutes.* Now vary the network itself. A **family** is a list of networks of one architecture that were trained from different first weights. For each family, in the given order, return
#
# - the number of parameters of one of its networks: all entries of all weights and biases, frozen ones included (a layer may have no bias). Buffers, such as constants by which inputs are multiplied, are no parameters;
# - the **mean over the family** of the score $R^2$ (Part 2.4) on the training data, and the same on the test data: $R^2 = 1 - \sum_i (\hat v(s_i) - G_i)^2 \big/ \sum_i (G_i - \bar G)^2$. Both sums go over all examples of one data set, and $\bar G$ is the mean return of that data set. The returns may lie far from zero, or differ from each other very little, and scores may be as low as they like.
#
# The result is a list with one tuple for each family, which holds an `int` and two plain Python floats. The networks give `[n, 1]`, the returns are `[n]`. Networks and data stay as they are: dtypes, modes, gradients, and what is frozen. Two families may have the same architecture.
#
# Two networks of one linear layer with one input: both weights 1, biases 0 and 1. On the states 0 and 2 with the returns 0 and 2, the predictions are $(0, 2)$ and $(1, 3)$. The scores are $1$ and $1 - \frac{1 + 1}{1 + 1} = 0$, with the mean 0.5. The number of parameters is 2.
#
# <details><summary>Hint</summary>
#
# A helper that scores one network on one data set keeps this short. `one.numel()` counts the entries of a tensor. What is the shape of `network(states) - returns`?
#
# </details>


# %%
def check_scores(
    found: object,
    expected: Sequence[tuple[int, float, float]],
    thought: str,
    close: float = 1e-7,
) -> None:
    """Check the rows of Exercise 5. (The tests call it.)"""
    kind = "A list with a tuple for each family: an int and two plain floats."
    rows = checks.instance("the result", found, list, thought=kind)
    checks.equal("the number of rows", len(rows), len(expected), thought=kind)
    for row, right in zip(rows, expected, strict=True):
        one = checks.instance("a row", row, tuple, thought=kind)
        checks.equal(
            "the kinds in a row",
            [type(entry).__name__ for entry in one],
            ["int", "float", "float"],
            thought=kind,
        )
        checks.equal(
            "the number of parameters",
            one[0],
            right[0],
            thought="All entries of the weights and biases that one network has.",
        )
        for what, number, score in zip(
            ("the mean score in training", "the mean score in test"),
            one[1:],
            right[1:],
            strict=True,
        ):
            checks.close(
                what, number, score, thought=thought, rtol=close, atol=close / 100
            )


# %% exercise="complexity_scores" task=4 forbid="sklearn torcheval torchmetrics"
def complexity_scores(
    families: Sequence[Sequence[nn.Module]],
    train: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
) -> list[tuple[int, float, float]]:
    """Return the size and the mean scores of each family of networks.

    Args:
        families: At least one network in each; they map ``[n, n_in]`` to ``[n, 1]``,
            and are of the dtype of the data.
        train: States ``[n, n_in]`` and returns ``[n]``. No data set's returns are
            all equal.
        test: The same, ``[m, n_in]`` and ``[m]``.

    Returns:
        For each family: number of parameters, mean R2 in training, mean R2 in test.
    """
    # BEGIN SOLUTION
    rows = list[tuple[int, float, float]]()

    def score(network: nn.Module, states: Tensor, returns: Tensor) -> float:
        errors = network(states)[:, 0] - returns
        around = returns - returns.mean()
        return 1 - (errors.square().sum() / around.square().sum()).item()

    with torch.no_grad():
        for family in families:
            n_parameters = sum(one.numel() for one in family[0].parameters())
            means = [
                sum(score(network, *data) for network in family) / len(family)
                for data in (train, test)
            ]
            rows.append((n_parameters, means[0], means[1]))
    return rows
    # END SOLUTION


# %% test="complexity_scores" points=1
def test_complexity_scores() -> None:
    def line(slope: float, bias: float | None) -> nn.Module:
        layer = nn.Linear(1, 1, bias=bias is not None, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.fill_(slope)
            if bias is not None:
                layer.bias.fill_(bias)
        return layer

    def data(places: list[float], returns: list[float]) -> tuple[Tensor, Tensor]:
        kind = torch.float64
        return torch.tensor(places, dtype=kind)[:, None], torch.tensor(
            returns, dtype=kind
        )

    two, one = [line(1.0, 0.0), line(1.0, 1.0)], [line(0.0, 4.0)]
    no_bias = [line(1.0, None).requires_grad_(False)]
    train = data([0.0, 2.0], [0.0, 2.0])
    test = data([0.0, 1.0, 5.0], [3.0, 4.0, 5.0])
    for families, expected, thought in (
        ([two], [(2, 0.5, -5.75)], "Is the mean return that of the very data scored?"),
        ([one, two], [(2, -9.0, 0.0), (2, 0.5, -5.75)], "A row for each, in order."),
        ([no_bias], [(1, 1.0, -8.0)], "A frozen weight, and no bias: one parameter."),
    ):
        networks_of = {f"network_{i}": n for f in families for i, n in enumerate(f)}
        with checks.unchanged(train=list(train), test=list(test), **networks_of):
            found = checks.attempt(complexity_scores, families, train, test)
        check_scores(found, expected, thought)


# %% hidden="complexity_scores" points=2
def hidden_complexity_scores() -> None:
    draws = torch.Generator().manual_seed(365)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=draws, dtype=torch.float64)

    for number, (n, m, n_in, widths, counts, kind) in enumerate(
        (
            (2, 3, 1, ((),), (1,), torch.float64),
            (7, 5, 2, ((4,), ()), (3, 1), torch.float64),
            (30, 4, 3, ((2, 5), (3,), (1, 1, 1)), (2, 4, 1), torch.float64),
            (3, 90, 4, ((6,), (6,), (2,), ()), (1, 2, 3, 4), torch.float64),
            (20, 30, 2, ((3,), (2, 2)), (2, 1), torch.float32),
            (230, 110, 2, ((3,), (3,), (3,)), (2, 2, 2), torch.float64),
            (9, 12, 3, ((4,), ()), (2, 2), torch.float64),  # returns far from zero
            (9, 12, 3, ((2,), ()), (2, 2), torch.float64),  # returns nearly equal
            (15, 40, 1, ((3,), ()), (2, 1), torch.float32),  # far from zero again
        )
    ):
        families, sizes = list[list[nn.Module]](), list[int]()
        for hidden, count in zip(widths, counts, strict=True):
            family = list[nn.Module]()
            shapes = [  # inputs, outputs, whether there is a bias
                (a, b, (number + i) % 3 != 1)
                for i, (a, b) in enumerate(itertools.pairwise([n_in, *hidden, 1]))
            ]
            for k in range(count):
                layers: list[nn.Module] = []
                for a, b, has_bias in shapes:
                    layers += [nn.Linear(a, b, has_bias, dtype=kind), nn.ReLU()]
                network = nn.Sequential(*layers[:-1])
                if number % 2 == 1:  # a buffer, which is no parameter
                    network = nn.Sequential(networks.Scale([1.5] * n_in), network)
                with torch.no_grad():
                    for one in network.parameters():
                        one.copy_(drawn(*one.shape))
                for one in layers[0].parameters():
                    one.requires_grad_(number % 2 == 0)  # else frozen
                network.train(k % 2 == 0)
                layers[0].train(number % 2 == 0)
                family.append(network)
            families.append(family)
            sizes.append(sum(a * b + b * has_bias for a, b, has_bias in shapes))
        spread, middle = {
            6: (1.0, 1e6),
            7: (1e-5, 0.0),
            8: (1.0, 1e4),
        }.get(number, (5.0, 20.0))
        train = drawn(n, n_in).to(kind), (spread * drawn(n) + middle).to(kind)
        spread, middle = spread / 10, -0.15 * middle
        test = drawn(m, n_in).to(kind), (spread * drawn(m) + middle).to(kind)
        expected = list[tuple[int, float, float]]()
        for family, size in zip(families, sizes, strict=True):
            means = list[float]()
            for states, returns in (train, test):
                scores = list[float]()
                aims = checks.to_array(returns).astype(np.float64)
                for network in family:
                    guess = checks.to_array(network(states).detach()).flatten()
                    left = np.mean((guess.astype(np.float64) - aims) ** 2)
                    scores.append(float(1.0 - left / np.var(aims)))
                means.append(float(np.mean(scores)))
            expected.append((size, means[0], means[1]))
        watched = {
            f"network_{i}_{k}": network
            for i, family in enumerate(families)
            for k, network in enumerate(family)
        }
        with checks.unchanged(train=list(train), test=list(test), **watched):
            found = checks.attempt(complexity_scores, families, train, test)
        check_scores(
            found,
            expected,
            "Is it the mean of each family's own scores, each on its own data, by the "
            "mean of these returns, with one prediction for each return?",
            1e-7 if kind == torch.float64 else 1e-4,
        )


# %% [markdown]
# Networks with two hidden layers of 1 to 64 units learn from 64 returns, in 600 steps: five data sets, and for each of them three first weights. They are scored on three sets: the training data; 64 **held-out** returns, with which we shall choose; and the exact values at 1,000 places, which tell what is true. **Predict:** where is each of the three scores
# highest? (This needs Exercise 5. Some seconds.)


# %% tags=["demo"] alt="R2 against the number of parameters, from 7 to 4417, on a logarithmic scale: means over five data sets with bands. The score in training rises all the way towards 1. The score against the exact values is best at a middle size, then falls below 0, and falls no further at the largest size. The held-out score is best, near 0, at a middle size too, and falls below 0."
WIDTHS = (1, 2, 4, 8, 16, 32, 64)
N_PROBLEMS, N_STARTS = 5, 3


class Judged(NamedTuple):
    """Networks of several widths that learned from one data set, and data."""

    families: list[list[nn.Module]]
    """For each width, networks from different first weights."""
    train: tuple[Tensor, Tensor]
    """States and returns; the same below."""
    held_out: tuple[Tensor, Tensor]
    exact: tuple[Tensor, Tensor]
    """States and exact values."""


def judged(seed: int) -> list[Judged]:
    """Train networks of all widths on several data sets."""
    generator = torch.Generator().manual_seed(seed)
    train, held_out, exact = (
        Data(*draw_returns(N_PROBLEMS, n, noise, generator))
        for n, noise in ((64, NOISE), (64, NOISE), (1000, 0.0))
    )
    repeated = Data(*(one.repeat_interleave(N_STARTS, dim=0) for one in train))
    families: list[list[list[nn.Module]]] = [[] for _ in range(N_PROBLEMS)]
    for width in WIDTHS:
        members = new_members(N_PROBLEMS * N_STARTS, (width, width), seed + width)
        train_members(members, repeated, repeated, 600)
        for k, family in enumerate(families):
            family.append([members.member(k * N_STARTS + i) for i in range(N_STARTS)])
    sets = [
        [(states, returns) for states, returns in zip(*data, strict=True)]
        for data in (train, held_out, exact)
    ]
    return [Judged(*parts) for parts in zip(families, *sets, strict=True)]


def complexity_figure(sizes: Sequence[int], scores: Sequence[Tensor]) -> Figure:
    """Draw scores ``[n_problems, n_sizes]`` against the number of parameters."""
    figure, axes = plt.subplots(layout="constrained")
    names = "training", "held-out returns", "exact values"
    for name, runs in zip(names, scores, strict=True):
        plots.curve_with_interval(axes, sizes, runs.numpy(), label=name)
    axes.axhline(0, color="black", lw=0.8)
    axes.set(xlabel="parameters", ylabel="$R^2$", xscale="log", ylim=(-3, 1.1))
    axes.legend(loc="lower left")
    return figure


problems = judged(373)
with checks.demonstration():
    on_held_out = torch.tensor(
        [complexity_scores(p.families, p.train, p.held_out) for p in problems]
    )
    on_exact = torch.tensor(
        [complexity_scores(p.families, p.train, p.exact) for p in problems]
    )  # both [n_problems, n_widths, 3]
    parameters = [int(size) for size in on_exact[0, :, 0]]
    score_tables = on_exact[..., 1], on_held_out[..., 2], on_exact[..., 2]
    complexity_figure(parameters, score_tables)
    plt.show()
    in_training, held_out_mean, true_mean = (t.mean(dim=0) for t in score_tables)
    for row in zip(parameters, in_training, held_out_mean, true_mean, strict=True):
        print(
            "{:5} parameters: training {:.2f}, held-out {:5.2f},".format(*row), end=" "
        )
        print(f"exact values {row[3]:5.2f}")
    assert in_training[-1] > 0.8 > in_training[0]
    assert (in_training[1:].diff() > 0).all()
    best_width = WIDTHS[int(true_mean.argmax())]
    assert best_width in (2, 4, 8, 16) and true_mean[-2:].max() < true_mean.max() - 0.4
    fall = true_mean.max() - true_mean[-2]
    assert (true_mean[-1] - true_mean[-2]).abs() < fall

# %% [markdown]
# What to see: the score in training rises, and is highest for the largest networks. The score against the exact values is best at a middle size, and falls from there. So the U of Part 2.5 is there, upside down.
#
# **But look at the right end.** From 32 to 64 units the number of parameters grows almost fourfold, but the mean score moves by less than it fell from its best to 32 units (asserted). If "more weights than examples" were the whole story, it should go on falling. For some models the test error even comes down again, beyond the size at which the training error
# reaches zero: that is called **double descent** (Belkin and others). It need not appear, and whether it does depends on the noise, the steps and the first weights. What appears *here* is what the figure shows: the fall does not go on at its pace. The number of parameters is a poor measure of how far a network bends. Which function it is, among all that fit, is decided by training, too.
#
# ## Exercise 6: the simplest that is good enough
#
# *Medium, about 8 minutes.* Which size do you take? The mean held-out score of the best one is uncertain by itself. A cautious rule, the **one-standard-error rule** (Hastie and others, section 7.10): take the simplest model that is not clearly worse than the best one.
#
# - `scores` holds a held-out score for each run (row) and each model (column). For each model, take the mean over the runs.
# - The **best** model is the one with the highest mean (if several share it, the one with the fewest parameters). Its **standard error** is the standard deviation over its runs, with $n - 1$ in the denominator, divided by $\sqrt n$.
# - Return the column (counted from 0) of the model with the **fewest parameters** whose mean is **at least** the best mean minus that standard error, as a plain `int`. Nothing is rounded on the way.
#
# The models come in any order. No two have the same number of parameters, but with many millions of them they may differ by a single one. With the numbers of parameters $(50, 10, 20)$ and two runs with the scores $(0.9, 0.1, 0.6)$ and $(0.5, 0.3, 0.6)$, the means are $(0.7, 0.2, 0.6)$. The standard error of the best is $0.283 / \sqrt 2 = 0.2$. The model with 20 parameters is good enough, the one with 10 is not: the result is 2.
#
# <details><summary>Hint</summary>
#
# `scores.std(dim=0)` divides by $n - 1$. Go through the columns in the order of their numbers of parameters, and return the first that is good enough.
#
# </details>


# %% exercise="simplest_good" task=4
def simplest_good(n_parameters: Sequence[int], scores: Tensor) -> int:
    """Choose a model by the one-standard-error rule.

    Args:
        n_parameters: Of each model, all different, at least one model.
        scores: Held-out scores, shape ``[n_runs, n_models]``, float64 (or float32),
            at least two runs.

    Returns:
        The column of the model that is chosen.
    """
    # BEGIN SOLUTION
    means = scores.mean(dim=0)
    errors = scores.std(dim=0) / len(scores) ** 0.5
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())  # the first of several
    return next(k for k in order if means[k] >= means[best] - errors[best])
    # END SOLUTION


# %% test="simplest_good" points=1
def test_simplest_good() -> None:
    for sizes, rows, right, thought in (
        ([50, 10, 20], [[0.9, 0.1, 0.6], [0.5, 0.3, 0.6]], 2, "The statement's."),
        ([5], [[0.5], [0.1]], 0, "One model: no choice."),
        ([10, 20, 30], [[0.2, 0.5, 0.5], [0.2, 0.5, 0.5]], 1, "Equal: the simpler."),
        ([30, 20, 10], [[0.0, -1.0, -9.0], [1.0, 2.0, 5.0]], 1, "Order of columns?"),
        ([1, 2], [[0.1, k // 2] for k in range(4)], 1, "Error of a mean: by root n."),
        ([1, 2], [[0.23, k // 2] for k in range(4)], 0, "Is the deviation by n - 1?"),
        ([9, 5, 7], [[-0.5, -3.0, -1.5], [-0.7, 1.0, -1.3]], 0, "Scores below 0."),
        ([1, 2], [[0.0, k // 3 * 4.0] for k in range(4)], 0, "Exactly met: enough."),
    ):
        scores = torch.tensor(rows, dtype=torch.float64)
        with checks.unchanged(n_parameters=sizes, scores=scores):
            found = checks.attempt(simplest_good, sizes, scores)
        what = f"the choice among {sizes} parameters with the scores {rows}"
        checks.equal("its type", type(found).__name__, "int", thought="A plain int.")
        checks.equal(what, found, right, thought=thought)


# %% hidden="simplest_good" points=1
def hidden_simplest_good() -> None:
    rng = np.random.default_rng(366)
    cases: list[tuple[list[int], np.ndarray]] = [
        ([7, 3, 5], np.full((4, 3), 0.5)),
        ([8, 4, 2, 1], np.array([[0.75, 0.75, 0.5, 0.25]] * 2)),
        # Of two best ones, the smaller is the less certain: its error counts.
        ([9, 6, 1], np.array([[0.5, 0.0, 0.25], [0.5, 1.0, 0.25]])),
        ([6, 9, 1], np.array([[0.5, 0.0, 0.25], [0.5, 1.0, 0.25]])),
        # Large networks that differ by one parameter.
        ([2**24 + 1, 2**24, 2**25], np.array([[0.5, 0.5, 0.5]] * 2)),
        ([10**9 + 2, 10**9 + 1, 10**9], np.array([[1.0, 0.8, 0.0], [0.5, 0.8, 0.0]])),
    ]
    # Met exactly, and missed by little: c, c, c, c + 4d have the error d, above c.
    for d, c in ((1.0, -2.0), (0.5, 0.25), (2.0**-9, 0.5), (2.0**-12, 0.0)):
        best_runs = c + d * np.array([0.0, 0.0, 0.0, 4.0])
        exactly, below = np.full(4, c), np.full(4, c - 2.0**-14)
        cases.append(([4, 9], np.stack([exactly, best_runs], axis=1)))
        cases.append(([7, 2, 3], np.stack([best_runs, below, exactly], axis=1)))
    for n_runs, n_models in ((2, 4), (3, 9), (5, 5), (10, 6), (4, 12), (30, 7)) * 12:
        sizes = rng.choice(10_000, size=n_models, replace=False) + 1
        level = rng.normal(size=n_models)
        rows = level + rng.uniform(0.5, 6.0, size=n_models) * rng.normal(
            size=(n_runs, n_models)
        )
        cases.append((sizes.tolist(), rows * 10.0 ** -rng.integers(5)))
    made = [(sizes, torch.from_numpy(rows)) for sizes, rows in cases]
    with checks.unchanged(made=made):
        found = checks.each(simplest_good, made)
    for column, (sizes, rows) in zip(found, cases, strict=True):
        means = [float(np.mean(one)) for one in rows.T]
        best = min(range(len(sizes)), key=lambda k: (-means[k], sizes[k]))
        away = sum((number - means[best]) ** 2 for number in rows[:, best].tolist())
        error = (away / (len(rows) - 1) / len(rows)) ** 0.5
        good = [k for k, mean in enumerate(means) if mean >= means[best] - error]
        checks.equal("its type", type(column).__name__, "int", thought="A plain int?")
        checks.equal(
            "the choice",
            column,
            min(good, key=lambda k: sizes[k]),
            thought="The error of the best model's mean, the fewest parameters among "
            "all that are good enough, in any order, with ties?",
        )


# %% [markdown]
# Now choose, for each of the five data sets: by the training scores, and by the rule on 64 held-out returns. Then let the exact values judge. **Predict:** does choosing well need exact values? (This needs Exercise 6.)


# %% tags=["demo"]
def scores_of(
    families: Sequence[Sequence[nn.Module]], data: tuple[Tensor, Tensor]
) -> Tensor:
    """Return the R2 of each network on data: ``[n_starts, n_families]``."""
    states, returns = data
    with torch.no_grad():
        table = [
            [(network(states)[:, 0] - returns).square().mean() for network in family]
            for family in families
        ]
    return 1 - torch.tensor(table).T / returns.var(correction=0)


def show_choice(problem: Judged) -> list[float]:
    """Print two choices of a width; return their exact scores, and the best one."""
    sizes = [sum(one.numel() for one in f[0].parameters()) for f in problem.families]
    true = scores_of(problem.families, problem.exact).mean(dim=0)
    by_training = int(scores_of(problem.families, problem.train).mean(dim=0).argmax())
    rule = simplest_good(sizes, scores_of(problem.families, problem.held_out))
    assert WIDTHS[by_training] >= 32 > WIDTHS[rule]
    for how, k in (("by training", by_training), ("by the rule", rule)):
        print(f"{how}: width {WIDTHS[k]:2}, R2 {true[k]:5.2f};", end=" ")
    print(f"best: {true.max():.2f}")
    return [true[by_training].item(), true[rule].item(), true.max().item()]


with checks.demonstration():
    choices = torch.tensor([show_choice(problem) for problem in problems])
    assert (choices[:, 1] > choices[:, 0]).sum() >= N_PROBLEMS - 1
    assert choices[:, 1].mean() > choices[:, 0].mean() + 0.3

# %% [markdown]
# What to see: the training scores choose one of the two largest widths, in each data set. The rule always chooses a smaller one (asserted), with 64 noisy returns and no exact values, and it is better in at least four of five data sets (asserted). It does not always find the best. As in Part 2.5, the score of the chosen one *where it was chosen* flatters; the exact values, which took part in no choice, do not.
#
# ## Summary and outlook
#
# - **Two curves tell.** With 16 returns the training loss was nearly zero and the test loss more than twice the variance of the noise; with 512 both were near it. For exact minima, Lemma 1 proves that the training loss rises with the data.
# - **Noise and steps.** Without noise, 600 steps did no harm (the test loss ended within a fifth of its lowest on average). With noise of 0.5 and 1 the test loss turned, and ended at more than 1.3 times its lowest.
# - **L2** shrinks each direction by $c/(c + \lambda)$; under the belief that the weights have the variance $\tau^2$, $\lambda = \sigma^2 / (n \tau^2)$ is the best in every direction. Measured in 400 worlds, the formula held.
# - **For networks** with 64 returns, a strength of 0.01 brought the value error below 0.15, and with 0.003 the robot made more progress, with a *worse* training loss. A strength of 0.1 left almost nothing.
# - **Size**: the largest networks were best in training, and a middle size on the exact values. At the right end the fall did not go on at its pace; a second descent was not asserted, for it need not come. The one-standard-error rule chose better than the training score in at least four of five data sets.
#
# **Where it leads**: Part 3.7 has other remedies: dropout, stopping early, and weight decay, which is what L2 becomes inside an optimiser, and not the same thing for each of them. Part 5.2 lets a network learn values from an agent's own experience, Part 5.3 from a replay buffer that is always being refilled: a fresh return is worth more than a hundred steps on old ones.
#
# **Further reading**: Hastie and others, section 3.4.1, on ridge regression and its eigenvectors; Goodfellow and others, section 7.1.1, where the same is done for the neighbourhood of any minimum; Belkin and others (2019), on the second descent; Nikishin and others, *The Primacy Bias in Deep Reinforcement Learning* (2022), on agents that overfit their first experience.
