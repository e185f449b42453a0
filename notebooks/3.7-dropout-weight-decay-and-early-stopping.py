# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.7: Dropout, weight decay and early stopping"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# A robot has watched an operator drive it 120 times, and a network has learned what the operator does. It repeats all 120 decisions without a mistake, the operator's slips included. In new places it agrees with the operator only slightly more than half of the time.
#
# Part 3.6 measured when a network overfits, and put a price on its weights. This part has three more remedies, which you will meet in nearly every training script. **Dropout** switches units off at random. **Weight decay** pulls all weights towards zero, inside the optimiser. **Early stopping** watches held-out data and keeps
# the best weights. Each of them takes a few lines, and each of them has a detail that is often wrong: a mode that is not switched, a number that means something else in another optimiser, a result that is reported on the data that chose it. We prove what each one does, measure what it is worth, and see why agents that learn from their own targets seldom use dropout.
#
# **After this part you can**
#
# - write inverted dropout, prove that it keeps the mean, and say what it does to the variance;
# - measure accuracy in the right mode, leave the network as it was, and choose a rate;
# - derive why L2 and decoupled weight decay are the same for SGD, and not for Adam;
# - stop early by an exact rule, keep the best weights, and judge them on a third set;
# - say what dropout and weight decay do to the targets of a value function.
#
# **Builds on** Part 2.5 (held-out data), Part 2.7 (softmax and cross-entropy), Part 3.3 (networks from blocks) and Part 3.6 (overfitting, and L2 as a term of the loss).
#
# **Time** about 30 minutes to read, 60 to work.
#
# **Sources** Srivastava and others, *Dropout: A Simple Way to Prevent Neural Networks from Overfitting* (2014); Loshchilov and Hutter, *Decoupled Weight Decay Regularization* (2019); Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015); Prechelt, *Early Stopping - But When?* (1998); Goodfellow, Bengio and Courville,
# *Deep Learning* (2016), sections 7.8 and 7.12.

# %%
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
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
# **Dropout.** A layer passes the numbers $h_1, \dots, h_k$ on. In training, dropout with the **rate** $p$, $0 \le p < 1$, sets each of them to 0 with the probability $p$, independently of all others, and divides the others by $1 - p$:
#
# $$d_i = \frac{m_i}{1 - p}\, h_i, \qquad m_i = \begin{cases} 0 & \text{with probability } p, \\ 1 & \text{otherwise.} \end{cases}$$
#
# In evaluation it does nothing: $d_i = h_i$. (The first papers divided nothing in training and multiplied by $1 - p$ in evaluation. The form above is called *inverted* dropout. It leaves evaluation alone, and every library uses it today.)
#
# **Lemma 1 (mean and variance).** $\mathbb E[d_i] = h_i$ and $\operatorname{Var}[d_i] = \frac{p}{1 - p} h_i^2$. So a linear unit $z = w \cdot d + b$ has
#
# $$\mathbb E[z] = w \cdot h + b, \qquad \operatorname{Var}[z] = \frac{p}{1 - p} \sum_i w_i^2 h_i^2 .$$
#
# *Proof.* $\mathbb E[m_i] = 1 - p$, which gives the mean. Since $m_i^2 = m_i$, $\mathbb E[d_i^2] = \frac{1 - p}{(1 - p)^2} h_i^2 = \frac{h_i^2}{1 - p}$. Subtract $h_i^2$: that is the variance. The mean of a sum is the sum of the means, and for independent numbers the same holds for the variances. $\blacksquare$
#
# So evaluation without dropout computes the **mean** of what the next layer sees in training. That is exact as long as only linear layers follow. A ReLU bends, and so does a maximum: behind them the mean is no longer the value of the mean. We shall see what that does to an agent.
#
# **Lemma 2 (dropout is a price on weights).** Let a linear model see its inputs through dropout, and take its squared error for one example, averaged over all masks. Then
#
# $$\mathbb E\bigl[(w \cdot d + b - y)^2\bigr] = (w \cdot h + b - y)^2 + \frac{p}{1 - p} \sum_i w_i^2 h_i^2 .$$
#
# *Proof.* For any random $z$, $\mathbb E[(z - y)^2] = (\mathbb E[z] - y)^2 + \operatorname{Var}[z]$. Put in Lemma 1. $\blacksquare$
#
# This is the loss without dropout, and L2 with a strength of its own for each weight: the larger the input a weight multiplies, the more expensive the weight. For networks there is no such formula. We shall measure.
#
# **Weight decay.** Let $g = \nabla L(w)$ be the gradient of the loss, $\eta$ the learning rate, and $\lambda \ge 0$. L2 minimises $L(w) + \frac\lambda2 \lVert w \rVert^2$ in place of $L$, so it adds $\lambda w$ to the gradient. (In PyTorch this is `weight_decay`. The strength of Part 3.6, which has no half, is $\lambda / 2$.) **Decoupled** weight decay leaves the gradient alone, and
# multiplies the weights by $1 - \eta\lambda$ before each step.
#
# **Lemma 3 (SGD).** Without momentum, L2 and decoupled weight decay make the same steps. With the momentum $\mu > 0$ they do not.
#
# *Proof.* $w - \eta (g + \lambda w) = (1 - \eta \lambda) w - \eta g$. With momentum, the velocity is $v_t = \mu v_{t-1} + g_t$, and the step subtracts $\eta v_t$. Let all $g_t$ be 0, let $w_0 \ne 0$ and $\lambda > 0$. Decoupled, $w_2 = (1 - \eta\lambda)\, w_1$. With L2, the price is in the velocity: $v_1 = \lambda w_0$ and $v_2 = \mu \lambda w_0 + \lambda w_1$, so
# $w_2 = (1 - \eta\lambda)\, w_1 - \eta \mu \lambda w_0$: another number. $\blacksquare$
#
# **Adam** (Part 0.3) divides each step by the size of the gradients that it has seen. What happens to $\lambda w$ when it is among them?
#
# ```text
# One step of Adam, number t, with decay λ
# state: weights w, moments m and v (all zero before the first step); numbers η, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸
#  1  g ← the gradient of the loss at w
#  2  L2:         g ← g + λ w
#     decoupled:  w ← (1 - η λ) w                                   (AdamW)
#  3  m ← β₁ m + (1 - β₁) g,        v ← β₂ v + (1 - β₂) g²          each entry by itself
#  4  m̂ ← m / (1 - β₁ᵗ),            v̂ ← v / (1 - β₂ᵗ)
#  5  w ← w - η m̂ / (√v̂ + ε)
# ```
#
# **Lemma 4 (Adam).** Let $\varepsilon = 0$, and let no gradient be 0. (a) The first step with L2 is $-\eta \operatorname{sign}(g + \lambda w)$. Where $|g| > \lambda |w|$, it does not depend on $\lambda$ at all. (b) Multiply the loss by $c > 0$. Decoupled, all steps stay the same. With L2, they are the steps for the strength $\lambda / c$ and the original loss.
#
# *Proof.* (a) For $t = 1$, $\hat m = g + \lambda w$ and $\hat v = (g + \lambda w)^2$, so $\hat m / \sqrt{\hat v}$ is the sign; if $|g| > \lambda |w|$, it is the sign of $g$. (b) Suppose that the weights are the same up to some step. Then the gradients of the loss are $c$ times as large, in this step and in all before it. Decoupled, $\hat m$ is multiplied by $c$ and $\hat v$ by $c^2$, so
# $\hat m / \sqrt{\hat v}$ stays, and so do the next weights. With L2, line 2 adds $\lambda w$ to $c\, g$, and $c\, g + \lambda w = c\, (g + \frac\lambda c w)$: $c$ times what line 2 makes of the original loss with $\lambda / c$. By the same argument, $c$ cancels. $\blacksquare$
#
# So with L2 in Adam, the decay depends on the scale of the loss: ten times the rewards make a squared loss a hundred times as large, and the same `weight_decay` a hundred times weaker. AdamW does not have this fault.
#
# **Early stopping.** Train, watch the loss on held-out data (the **validation set**), and keep the weights with which it was lowest. Stop when it has not become lower for $k$ epochs; $k$ is the **patience**.
#
# ```text
# Early stopping with patience k
#  1  best ← ∞,  waited ← 0
#  2  for each epoch, up to the largest number allowed:
#  3      train for one epoch                                        (dropout on)
#  4      ℓ ← the loss on the validation set                         (dropout off)
#  5      if ℓ < best:  best ← ℓ,  waited ← 0,  keep a copy of the weights
#  6      else:         waited ← waited + 1;  if waited = k: stop
#  7  put the copy back
# ```
#
# **Lemma 5 (stopping shrinks).** Let gradient descent start at 0 on a quadratic loss $L(w) = L(w_*) + \frac12 \sum_i c_i (a_i - b_i)^2$, where $a_i$ and $b_i$ are the coordinates of $w$ and of the minimum $w_*$ along orthonormal directions. After $t$ steps with the rate $\eta$,
#
# $$a_i = \bigl(1 - (1 - \eta c_i)^t\bigr)\, b_i, \qquad \text{while L2 ends at} \qquad a_i = \frac{c_i}{c_i + \lambda}\, b_i .$$
#
# *Proof.* A step makes $a_i - b_i$ into $(1 - \eta c_i)(a_i - b_i)$, and it was $-b_i$ at the start. With $\frac\lambda2 \sum_i a_i^2$ added, the slope along $i$ is $c_i (a_i - b_i) + \lambda a_i$, which is 0 at the place on the right. $\blacksquare$
#
# For $0 < \eta c_i < 1$ both factors lie between 0 and 1, and both are small where $c_i$ is small. So both remedies hold back the directions about which the data say little. Stopping costs nothing: it *saves* steps. But it needs data that are not trained on.
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $h$ | numbers before dropout | `values` | any | a floating one |
# | $p$ | rate of dropout | `rate` | a number | `float` |
# | $w$, $g$ | weights and gradient | `weights`, `gradient` | any | `float64` in Exercise 3 |
# | $m$, $v$ | moments of Adam | `first`, `second` | that of the weights | that of the weights |
# | $t$ | number of the step, from 1 | `step` | a number | `int` |
# | $\eta$, $\lambda$ | learning rate, strength of the decay | `rate`, `decay` | numbers | `float` |
# | $k$ | patience | `patience` | a number | `int` |
#
# ## All masks of three units
#
# Three units have only $2^3 = 8$ masks, so both lemmas can be checked without any luck. A linear unit has the weights $(1, -2, 0.5)$ and the bias 0.3 and sees $h = (2, 1, 4)$ through dropout; the target is 1. **Predict** the mean and the variance of $z$ for $p = 0.5$.


# %% tags=["nbval-check-output"]
def all_masks(n_units: int, rate: float) -> tuple[Tensor, Tensor]:
    """Return all masks of dropout, and how probable each of them is.

    Args:
        n_units: Number of units, k.
        rate: Probability that a unit is dropped.

    Returns:
        Masks of zeros and ones ``[2**k, k]`` and probabilities ``[2**k]``, float64.
    """
    masks = torch.tensor([*itertools.product((0.0, 1.0), repeat=n_units)]).double()
    n_kept = masks.sum(dim=1)
    return masks, (1 - rate) ** n_kept * rate ** (n_units - n_kept)


def show_masks(rate: float) -> None:
    """Hold Lemmas 1 and 2 against the sum over all masks."""
    h, w = (torch.tensor(v).double() for v in ([2.0, 1.0, 4.0], [1.0, -2.0, 0.5]))
    masks, shares = all_masks(3, rate)
    z = (masks * h / (1 - rate)) @ w + 0.3  # [8]
    mean = (shares * z).sum()
    variance = (shares * (z - mean).square()).sum()
    loss = (shares * (z - 1).square()).sum()
    price = rate / (1 - rate) * (w * h).square().sum()
    print(f"p = {rate}: mean {mean:.3f}, variance {variance:.3f}, loss {loss:.3f}")
    assert abs(mean - (w @ h + 0.3)) < 1e-12
    assert abs(variance - price) < 1e-12
    assert abs(loss - ((w @ h + 0.3 - 1).square() + price)) < 1e-12
    relu_mean, relu_of_mean = (shares * z.relu()).sum(), mean.relu()
    print(f"  behind a ReLU: mean {relu_mean:.3f}, ReLU of the mean {relu_of_mean:.3f}")
    assert relu_mean >= relu_of_mean - 1e-12


for tried_rate in (0.0, 0.2, 0.5, 0.8):
    show_masks(tried_rate)

# %% [markdown]
# What to see: the mean of $z$ is 2.3 for every rate, and the variance grows from 0 to 48. The cell asserts the formulas of both lemmas to twelve digits. Behind the ReLU the mean of the training passes is larger than what evaluation computes, and the more so, the higher the rate: with networks, "evaluation is the mean" is an approximation.
#
# ## Exercise 1: dropout
#
# *Easy, about 7 minutes.* Write inverted dropout as it is in training.
#
# - Each entry of `values` is set to 0 with the probability `rate`, each by a random decision of its own, and is divided by `1 - rate` otherwise. All randomness comes from the generator that is passed in; make no other one, and seed none.
# - The result is a new tensor with the shape and dtype of `values`, also where the rate is 0. `values` stays as it is. Any shape will do, also that of a single number without dimensions, or of a tensor without entries.
# - Gradients flow: an entry that is kept has the slope `1 / (1 - rate)`, one that is dropped has the slope 0.
# - A rate below 0, or of 1 and more, raises a `ValueError`.
#
# Do it without `torch.nn` and without `torch.dropout` and its relatives. For the values $(3, 4)$ and the rate 0.25, there are four possible results: $(0, 0)$, $(4, 0)$, $(0, 5.33\dots)$ and $(4, 5.33\dots)$, with the probabilities $\frac1{16}, \frac3{16}, \frac3{16}, \frac9{16}$.
#
# <details><summary>Hint</summary>
#
# `torch.rand(values.shape, generator=generator)` is evenly distributed between 0 and 1. How probable is it that such a number is at least `rate`? A mask of zeros and ones can be multiplied.
#
# </details>


# %% exercise="dropout" task=1 forbid="torch.nn torch.dropout torch.dropout_ torch.alpha_dropout torch.feature_dropout torch.native_dropout torch.ops"
def dropout(values: Tensor, rate: float, generator: torch.Generator) -> Tensor:
    """Drop entries at random, and scale the others so that the mean stays.

    Args:
        values: Finite numbers of any shape and floating dtype, on the CPU.
        rate: Probability that an entry is dropped, at least 0 and less than 1.
        generator: Draws the masks, on the CPU.

    Returns:
        A new tensor of the same shape and dtype.

    Raises:
        ValueError: The rate is below 0, or 1 or more.
    """
    # BEGIN SOLUTION
    if not 0 <= rate < 1:
        raise ValueError(f"the rate is {rate}, expected at least 0 and less than 1")
    kept = torch.rand(values.shape, generator=generator, dtype=values.dtype) >= rate
    return values * kept / (1 - rate)
    # END SOLUTION


# %% test="dropout" points=1
def test_dropout() -> None:
    generator = torch.Generator().manual_seed(371)
    values = torch.tensor([3.0, 4.0], dtype=torch.float64)
    seen = set[tuple[float, ...]]()
    with checks.unchanged(values=values):
        for row in checks.repeat(200, dropout, values, 0.25, generator):
            seen.add(tuple(round(float(one), 6) for one in row))
    checks.equal(
        "the different results for (3, 4) at the rate 0.25, in 200 calls",
        sorted(seen),
        [(0.0, 0.0), (0.0, 5.333333), (4.0, 0.0), (4.0, 5.333333)],
        thought="Is each entry dropped by a decision of its own, and what is kept "
        "divided by 1 - rate?",
    )
    for rate in (0.0, 0.2, 0.9):
        ones = torch.ones(300, 200)
        found = checks.attempt(dropout, ones, rate, generator)
        checks.tensor(
            "the result",
            found,
            shape=(300, 200),
            dtype=torch.float32,
            thought="The shape and the dtype of `values`.",
        )
        checks.close(
            f"the share of zeros at the rate {rate}",
            (found == 0).double().mean(),
            rate,
            thought="`rate` is the probability to be dropped, not to be kept.",
            atol=0.02,
        )
        checks.close(
            f"the mean of 60,000 ones at the rate {rate}",
            found.double().mean(),
            1.0,
            thought="The mean of Lemma 1.",
            rtol=0.07,
        )
    for rate in (-0.1, 1.0):
        checks.raises(
            ValueError,
            lambda rate=rate: dropout(torch.ones(2), rate, generator),
            thought="Which rates are allowed?",
        )


# %% hidden="dropout" points=2
def hidden_dropout() -> None:
    rng = np.random.default_rng(3711)
    thought = "Kept entries divided by 1 - rate, the others 0, in the dtype given?"
    for shape, dtype, rate, scale in (
        ((), torch.float64, 0.5, 1.0),
        ((0,), torch.float32, 0.5, 1.0),
        ((3, 0, 2), torch.float64, 0.1, 1.0),
        ((1, 1), torch.float64, 0.0, 1.0),
        ((500,), torch.float64, 0.3, 1e-300),
        ((40, 50), torch.float64, 0.999, 1e12),
        ((7, 1, 80), torch.float32, 0.05, 1.0),
        ((5, 6, 7, 2), torch.float64, 0.0, 1e-6),
        ((20, 30), torch.float64, 1.0 - 1e-12, 1.0),
    ):
        numbers = scale * (rng.random(shape) + 1.0) * rng.choice([-1.0, 1.0], shape)
        values = torch.tensor(numbers).to(dtype)
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        with checks.unchanged(values=values):
            found = checks.attempt(dropout, values, rate, generator)
        checks.tensor("the result", found, shape=shape, dtype=dtype, thought=thought)
        right = values.double().numpy() / (1 - rate)
        kept = checks.to_array(found) != 0
        checks.close(
            "the entries",
            found,
            np.where(kept, right, 0.0),
            thought=thought,
            rtol=2e-6 if dtype == torch.float32 else 1e-9,
            atol=0.0,
        )
        if rate == 0:
            checks.true("all entries are kept", kept.all(), thought="The rate 0?")
    for rate in (0.0, 0.1, 0.5, 0.97):
        generator = torch.Generator().manual_seed(int(1000 * rate))
        ones = torch.ones(400, 300, dtype=torch.float64)
        zero = checks.to_array(checks.attempt(dropout, ones, rate, generator)) == 0
        again = checks.to_array(checks.attempt(dropout, ones, rate, generator)) == 0
        spread = math.sqrt(rate * (1 - rate))
        thought = "Is `rate` the probability of a zero, for each entry on its own?"
        checks.close(
            "the share of zeros",
            zero.mean(),
            rate,
            thought=thought,
            atol=5.5 * spread / math.sqrt(zero.size) + 1e-12,
        )
        for axis, n in ((0, 400), (1, 300)):  # means over independent decisions
            checks.close(
                "the spread of the shares of rows and columns",
                zero.mean(axis=axis).std(),
                spread / math.sqrt(n),
                thought=thought,
                rtol=0.3,
            )
        if rate > 0:
            both = (zero & again).mean()
            checks.close(
                "what two calls drop",
                both,
                rate**2,
                thought="Does each call draw anew?",
                atol=0.02,
            )
    ones = torch.ones(20, 30, dtype=torch.float64)
    plain = torch.Generator().manual_seed(5)
    checks.true(
        "the result",
        checks.returns_new_tensors(dropout, ones, 0.0, plain)
        and checks.returns_new_tensors(dropout, ones, 0.5, plain),
        thought="Is the result a new tensor, at the rate 0 as well?",
    )
    leaf = torch.full((30, 20), 2.0, dtype=torch.float64, requires_grad=True)
    found = checks.attempt(dropout, leaf, 0.6, plain)
    thought = "Do gradients flow through the entries that are kept?"
    checks.true("the result", found.requires_grad, thought=thought)
    kept = checks.to_array(found.detach()) != 0
    (3.0 * found).sum().backward()
    checks.close(
        "the slopes",
        leaf.grad,
        np.where(kept, 3.0 / 0.4, 0.0),
        thought="Do gradients flow through the entries that are kept?",
        rtol=1e-9,
    )
    checks.draws_only_from_its_generator(
        lambda fresh: checks.attempt(dropout, ones, 0.5, fresh),
        kind="torch",
        thought="Does all randomness come from the generator that is passed in?",
    )
    checks.makes_no_generator(dropout, thought="Do you make or seed another generator?")
    for rate in (-1e-9, -3.0, 1.0, 1.0 + 1e-9, 7.0):
        checks.raises(
            ValueError,
            lambda rate=rate: dropout(ones, rate, plain),
            thought="Which rates are refused, up to which limit?",
        )


# %% [markdown]
# ## The right mode
#
# PyTorch's layer is `nn.Dropout(rate)`. It knows whether it trains: `network.train()` and `network.eval()` set the flag `training` of a module and of all modules in it. That is one more state to look after, and easily wrong in both directions: evaluation with dropout on, or training that goes on with dropout off.
#
# ## Exercise 2: judge rates in the right mode
#
# *Medium, about 10 minutes.* Networks were trained with different rates of dropout. Judge them: for each one the **accuracy** (the share of examples whose largest logit stands at the label) on training and on validation data, and the rate that is to be taken.
#
# - For all predictions, **all** layers are in evaluation mode.
# - Afterwards each network is as it was: each of its modules is in the mode in which it was before, even if some trained and others did not. Weights, buffers, gradients, dtypes and data stay the same.
# - Return a tuple of two: a list with a tuple (training accuracy, validation accuracy) for each network, in order, and the chosen rate, namely the one with the highest **validation** accuracy, however small its lead; if several share it, the **lowest** of their rates (the rates come in any order). All numbers are plain Python floats. (No two logits of an example are equal.)
#
# With the logits $(2, 1, 0)$, $(0, 3, 1)$, $(5, 0, 1)$ and the labels 0, 1, 2, the accuracy is $\frac23$. If the rates 0.5, 0.2 and 0 have the pairs $(0.8, 0.7)$, $(0.9, 0.7)$ and $(1, 0.6)$, the choice is 0.2.
#
# <details><summary>Hint</summary>
#
# `network.modules()` runs through the network and everything in it; each has a flag `training`, which can be read and set.
#
# </details>


# %%
def check_judged(
    found: object, pairs: Sequence[tuple[float, float]], rate: float
) -> None:
    """Check pairs of accuracies, and the choice of a rate. (For the tests.)"""
    thought = "A list of pairs, and the rate; plain Python floats."
    two = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(two), 2, thought=thought)
    rows = checks.instance("the accuracies", two[0], list, thought=thought)
    numbers = [one for row in rows for one in row]
    kinds = {type(one).__name__ for one in [*numbers, two[1]]}
    checks.equal("the types of the numbers", kinds, {"float"}, thought=thought)
    checks.close(
        "training and validation accuracies",
        rows,
        pairs,
        thought="All layers in evaluation mode, the largest logit of each row, and the "
        "share of all examples; training first?",
        rtol=1e-6,
    )
    checks.equal(
        "the chosen rate",
        two[1],
        rate,
        thought="The highest validation accuracy, and of equal ones the lowest rate?",
    )


# %% exercise="judge_rates" task=4 forbid="sklearn torcheval torchmetrics"
def judge_rates(
    rates: Sequence[float],
    trained: Sequence[nn.Module],
    train: tuple[Tensor, Tensor],
    validation: tuple[Tensor, Tensor],
) -> tuple[list[tuple[float, float]], float]:
    """Measure networks in evaluation mode, and choose a rate on validation data.

    Args:
        rates: The rate of each network's dropout, all different, at least one.
        trained: The networks, from ``[n, n_in]`` to logits ``[n, n_classes]``, of the
            dtype of the inputs.
        train: Inputs ``[n, n_in]`` and labels ``[n]`` (int64), n at least 1.
        validation: The same; n may be another number.

    Returns:
        The pairs of training and validation accuracy, and the chosen rate.
    """
    # BEGIN SOLUTION
    pairs = list[tuple[float, float]]()
    for network in trained:
        modes = [(module, module.training) for module in network.modules()]
        network.eval()
        found = list[float]()
        with torch.no_grad():
            for inputs, labels in (train, validation):
                right = network(inputs).argmax(dim=1) == labels
                found.append(right.double().mean().item())
        for module, mode in modes:
            module.training = mode
        pairs.append((found[0], found[1]))
    ranked = [(-pair[1], rate) for pair, rate in zip(pairs, rates, strict=True)]
    return pairs, min(ranked)[1]
    # END SOLUTION


# %% test="judge_rates" points=1
def test_judge_rates() -> None:
    logits = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [5.0, 0.0, 1.0]])
    labels = torch.tensor([0, 1, 2])
    train = logits.repeat(50, 1), labels.repeat(50)
    validation = logits[:2].repeat(20, 1), torch.tensor([0, 0]).repeat(20)
    for modes in ((True, True), (False, False), (True, False)):
        trained = list[nn.Module]()
        for _ in range(2):
            network = nn.Sequential(nn.Identity(), nn.Dropout(0.9))
            network.train(modes[0])
            network[1].train(modes[1])
            trained.append(network)
        turned = nn.Linear(3, 3, bias=False)
        with torch.no_grad():  # exchanges classes 0 and 1
            turned.weight.copy_(torch.eye(3)[[1, 0, 2]])
        trained.append(turned)
        watched = dict(zip(("first", "second", "third"), trained, strict=True))
        with checks.unchanged(train=train, validation=validation, **watched):
            found = checks.attempt(
                judge_rates, [0.9, 0.5, 0.7], trained, train, validation
            )
        check_judged(found, [(2 / 3, 0.5), (2 / 3, 0.5), (0.0, 0.5)], 0.5)


# %% hidden="judge_rates" points=2
def hidden_judge_rates() -> None:
    import copy

    # Accuracies that differ by one example of a thousand: a threshold a little off.
    places = (torch.arange(1000.0) - 499.5)[:, None]  # float32
    close_sets = [
        (one, (one[:, 0] < 0).long()) for one in (places, places[100:].roll(7, 0))
    ]
    for n_wrong, best in (((3, 1, 2), 1), ((1, 2, 0, 1), 2), ((0, 5, 4), 0)):
        near = list[nn.Module]()
        for number in n_wrong:
            layer = nn.Linear(1, 2)
            with torch.no_grad():
                layer.weight.copy_(torch.tensor([[1.0], [-1.0]]))
                layer.bias.copy_(torch.tensor([float(number), -float(number)]))
            near.append(layer)
        near_rates = [0.9 - 0.2 * k for k in range(len(near))]
        near_rates[best] = 0.95  # the highest rate
        watched = {f"network_{k}": one for k, one in enumerate(near)}
        with checks.unchanged(**watched):
            found = checks.attempt(judge_rates, near_rates, near, *close_sets)
        shares = [(1 - one / 1000, 1 - one / 900) for one in n_wrong]
        check_judged(found, shares, near_rates[best])
    rng = np.random.default_rng(372)
    generator = torch.Generator().manual_seed(372)
    for number, (n, n_validation, n_in, n_classes, n_networks) in enumerate(
        (
            (1, 1, 3, 2, 1),
            (1, 4, 2, 5, 3),
            (6, 6, 4, 6, 2),
            (7, 3, 1, 2, 4),
            (90, 250, 5, 3, 3),
            (64, 2, 3, 4, 7),
        )
    ):
        sets = list[tuple[Tensor, Tensor]]()
        for size in (n, n_validation):
            inputs = torch.randn(size, n_in, generator=generator).double()
            labels = torch.randint(n_classes, (size,), generator=generator)
            sets.append((inputs, labels))
        trained, pairs = list[nn.Module](), list[tuple[float, float]]()
        for _ in range(n_networks):
            first, norm = nn.Linear(n_in, 30), nn.BatchNorm1d(30)
            drops = nn.Dropout(0.7)
            network = nn.Sequential(
                first, norm, nn.Sequential(nn.ReLU(), drops), nn.Linear(30, n_classes)
            ).double()
            statistics = dict(norm.named_buffers())
            with torch.no_grad():
                for one in (*network.parameters(), statistics["running_mean"]):
                    one.copy_(torch.randn(one.shape, generator=generator).double())
                statistics["running_var"].fill_(2.5)
            for module in network.modules():
                module.training = bool(rng.random() < 0.5)
            network.training = number % 2 == 0
            drops.training = number % 3 != 0
            for one in network.parameters():
                one.grad = torch.full_like(one, 2.0)
            first.bias.requires_grad_(number % 2 == 0)
            trained.append(network)
            # Written another way: the formula of each layer, in NumPy.
            weights = [checks.to_array(one.detach()) for one in network.parameters()]
            mean, shares = checks.to_array(network[1].running_mean), list[float]()
            for inputs, labels in sets:
                middle = checks.to_array(inputs) @ weights[0].T + weights[1]
                middle = (middle - mean) / np.sqrt(2.5 + 1e-5)
                middle = np.maximum(middle * weights[2] + weights[3], 0)
                logits = middle @ weights[4].T + weights[5]
                right = logits.argmax(axis=1) == checks.to_array(labels)
                shares.append(float(np.mean(right)))
            pairs.append((shares[0], shares[1]))
        best = max(pair[1] for pair in pairs)
        rank = [pair[1] for pair in pairs].index(best)
        trained.append(copy.deepcopy(trained[rank]))  # a tie
        pairs.append(pairs[rank])
        drawn = sorted(rng.choice(20, n_networks + 1, replace=False) / 20)
        rates = [float(one) for one in (drawn if number % 3 == 1 else drawn[::-1])]
        wanted = sorted(
            r for r, pair in zip(rates, pairs, strict=True) if pair[1] == best
        )
        state = torch.get_rng_state()
        watched = {f"network_{k}": one for k, one in enumerate(trained)}
        with checks.unchanged(
            train=sets[0], validation=sets[1], rates=rates, **watched
        ):
            found = checks.attempt(judge_rates, rates, trained, sets[0], sets[1])
        checks.true(
            "the global generator",
            torch.equal(state, torch.get_rng_state()),
            thought="Does evaluation need any luck?",
        )
        check_judged(found, pairs, wanted[0])


# %% [markdown]
# ## A robot copies an operator
#
# The robot of Part 3.6 lives in a room with three charging stations. Now it has an operator, who drives it to the nearest one: that is a **label** for each place, 0, 1 or 2. But in every fifth case the operator slips and drives to one of the other two, each equally likely. A network is to learn from 120 such decisions what the operator does. (Learning a policy from
# what somebody else did is called *behavioural cloning*.) It sees the place in metres, and eight sensors that have nothing to do with it.
#
# So we know the best that can be done: to name the nearest station, which agrees with the operator in 80 % of new cases. Nothing can do better, since slips cannot be foreseen.
#
# We train ten networks side by side, each with data sets of its own: 120 decisions to train on, 100 for **validation**, and 300 for a **test**, the third set, which takes part in no choice. One hidden layer of 64 ReLUs, dropout behind it, Adam with all training data in each step.


# %%
STATIONS = torch.tensor([[-1.2, 0.9], [0.3, -1.3], [1.4, 1.0]])
"""Where the charging stations are, in metres from the middle of the room."""
N_RUNS, N_TRAIN, N_VALIDATION, N_TEST, N_STEPS, EVERY = 10, 120, 100, 300, 300, 5
N_SENSORS, SLIPS = 8, 0.2


class Decisions(NamedTuple):
    """What an operator did, a data set for each network."""

    inputs: Tensor
    """Place and sensors, shape ``[n_runs, n, 2 + N_SENSORS]``."""
    labels: Tensor
    """The stations that the operator drove to, shape ``[n_runs, n]``."""


class Clones(NamedTuple):
    """Networks after training, and how good they were on the way."""

    members: networks.Members
    """The networks, side by side."""
    steps: list[int]
    """After how many steps they were measured."""
    losses: Tensor
    """Cross-entropy on training, validation and test: ``[3, n_runs, n_steps]``."""
    accuracies: Tensor
    """The share of equal decisions, in the same shape."""


def draw_decisions(n_runs: int, n: int, generator: torch.Generator) -> Decisions:
    """Draw places, sensors, and what the operator did."""
    places = 4 * torch.rand(n_runs, n, 2, generator=generator) - 2
    nearest = (places.unsqueeze(-2) - STATIONS).norm(dim=-1).argmin(dim=-1)
    other = (nearest + 1 + torch.randint(2, (n_runs, n), generator=generator)) % 3
    slips = torch.rand(n_runs, n, generator=generator) < SLIPS
    sensors = torch.randn(n_runs, n, N_SENSORS, generator=generator)
    return Decisions(
        torch.cat([places, sensors], dim=2), torch.where(slips, other, nearest)
    )


def logits_of(
    members: networks.Members,
    inputs: Tensor,
    rate: float = 0.0,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Return the logits ``[n_runs, n, 3]``, with dropout where a generator is given."""
    hidden = torch.relu(torch.baddbmm(members.biases[0], inputs, members.weights[0]))
    if generator is not None:
        hidden = dropout(hidden, rate, generator)
    return torch.baddbmm(members.biases[1], hidden, members.weights[1])


def losses_of(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the mean cross-entropy of each network: ``[n_runs]``."""
    each = nn.functional.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), reduction="none"
    )
    return each.view(labels.shape).mean(dim=1)


def train_clones(
    seed: int,
    *,
    rate: float = 0.0,
    decay: float = 0.0,
    decoupled: bool = True,
    n_runs: int = N_RUNS,
    n_validation: int = N_VALIDATION,
    n_steps: int = N_STEPS,
) -> Clones:
    """Train networks to do what an operator did.

    Args:
        seed: Of the data, the first weights and the masks.
        rate: Of the dropout behind the hidden layer.
        decay: ``weight_decay`` of the optimiser, for weights and biases.
        decoupled: Whether the optimiser is AdamW, or Adam with L2.
        n_runs: Number of networks.
        n_validation: Decisions in each validation set.
        n_steps: Number of steps, each with all training data.
    """
    generator = torch.Generator().manual_seed(seed)
    sets = [
        draw_decisions(n_runs, n, generator) for n in (N_TRAIN, n_validation, N_TEST)
    ]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        members = networks.Members(n_runs, 2 + N_SENSORS, (64,), 3)
    kind = torch.optim.AdamW if decoupled else torch.optim.Adam
    optimiser = kind(members.parameters(), lr=3e-3, weight_decay=decay)
    steps, losses, accuracies = list[int](), list[Tensor](), list[Tensor]()
    for step in range(n_steps + 1):
        if step % EVERY == 0:
            steps.append(step)
            with torch.no_grad():  # dropout is off
                logits = [logits_of(members, one.inputs) for one in sets]
            pairs = [*zip(logits, sets, strict=True)]
            losses.append(torch.stack([losses_of(z, one.labels) for z, one in pairs]))
            right = [(z.argmax(dim=2) == one.labels) for z, one in pairs]
            accuracies.append(torch.stack([one.float().mean(dim=1) for one in right]))
        if step < n_steps:
            noisy = logits_of(members, sets[0].inputs, rate, generator)
            optimiser.zero_grad()
            losses_of(noisy, sets[0].labels).sum().backward()  # each sees its own
            optimiser.step()
    return Clones(
        members, steps, torch.stack(losses, dim=2), torch.stack(accuracies, dim=2)
    )


def late(numbers: Tensor) -> Tensor:
    """Return the mean over the last fifth of the measured steps: ``[..., n_runs]``."""
    return numbers[..., -(numbers.shape[-1] // 5) :].mean(dim=-1)


def interval(runs: Tensor) -> str:
    """Return mean and Student's 95 % interval of some runs, in words."""
    low, high = plots.mean_interval(runs[:, None])
    return f"{runs.mean():6.3f} ({low[0]:.3f} to {high[0]:.3f})"


# %% [markdown]
# First without dropout, and with four rates from 0.5 to 0.99. **Predict:** which of them has the best training accuracy, and which the best test accuracy? (This needs Exercise 1.)

# %% tags=["demo"]
RATES = (0.0, 0.5, 0.8, 0.95, 0.99)


def show_rates() -> None:
    """Print accuracies by the rate, and assert how they compare."""
    print(f"means over the last fifth of {N_STEPS} steps, {N_RUNS} networks each, t")
    for rate, clones in by_rate.items():
        fitted, _, fresh = late(clones.accuracies)
        print(f"rate {rate:4}: training {interval(fitted)}, test {interval(fresh)}")
    plain = late(by_rate[0.0].accuracies)
    assert plain[0].min() > 0.99 and plain[2].mean() < 0.65
    gain_of = {r: late(by_rate[r].accuracies)[2] - plain[2] for r in RATES[1:]}
    for rate in (0.5, 0.8):  # paired: the same data, the same first weights
        low, _ = plots.mean_interval(gain_of[rate][:, None])
        print(f"gain of the rate {rate}: {gain_of[rate].mean():.3f} ({low[0]:.3f} up)")
        assert low[0] > 0.01
    assert late(by_rate[0.99].accuracies)[2].mean() < plain[2].mean()
    assert gain_of[0.8].mean() > gain_of[0.5].mean()
    fitted_means = [late(by_rate[rate].accuracies)[0].mean() for rate in RATES]
    assert all(a > b - 0.002 for a, b in itertools.pairwise(fitted_means))


with checks.demonstration():
    by_rate = {rate: train_clones(37, rate=rate) for rate in RATES}
    show_rates()

# %% [markdown]
# What to see: without dropout, each network knows all 120 decisions by heart, the slips too, and agrees with the operator in less than 65 % of new cases. The training accuracy falls as the rate rises. The test accuracy first rises, from the rate 0.5 to 0.8 as well, and the lower end of the interval of each paired gain is above one point. (The gains are those of networks with the same data and the same first weights.) At 0.99, with one unit
# of a hundred at work, the networks have not even learned the training data in these 300 steps, and are worse than without dropout. None of them comes near 80 %: 120 decisions are few for ten inputs. Dropout lets a network learn less of what is not there; it does not tell it which inputs are sensors.
#
# Here are all rates in one picture, and the mistake of the mode: the same networks, tested with dropout **on**.


# %% tags=["demo"] alt="Accuracy over the rate of dropout. The training accuracy falls from 1 to 0.56. The test accuracy rises from 0.57 to 0.66 at the rates 0.8 and 0.95, and falls to 0.49 at 0.99. Tested with dropout on, it is lower, and falls off from the rate 0.8 on."
def rates_figure(tables: Mapping[str, Tensor]) -> Figure:
    """Draw accuracies ``[n_runs, n_rates]`` by the rate, with their intervals."""
    figure, axes = plt.subplots(layout="constrained")
    places = range(len(RATES))
    for name, runs in tables.items():
        plots.curve_with_interval(axes, places, runs.numpy(), label=name)
    axes.axhline(1 - SLIPS, color="black", lw=0.8, label="the best possible in a test")
    axes.set_xticks(places, [str(rate) for rate in RATES])
    axes.set(xlabel="rate of dropout (not to scale)", ylabel="accuracy")
    axes.legend()
    return figure


def tested_noisy(clones: Clones, rate: float, seed: int) -> Tensor:
    """Return the accuracy on fresh data with dropout on (the mistake): ``[n_runs]``."""
    generator = torch.Generator().manual_seed(seed)
    fresh = draw_decisions(N_RUNS, N_TEST, generator)
    with torch.no_grad():
        noisy = logits_of(clones.members, fresh.inputs, rate, generator)
        clean = logits_of(clones.members, fresh.inputs)
    right = [(one.argmax(dim=2) == fresh.labels).float() for one in (noisy, clean)]
    return torch.stack([one.mean(dim=1) for one in right])


def show_modes() -> None:
    """Print what dropout costs that is left on, and draw all accuracies."""
    noisy_clean = {r: tested_noisy(by_rate[r], r, 38) for r in RATES}
    for rate in (0.5, 0.8, 0.95):
        lost = noisy_clean[rate][1] - noisy_clean[rate][0]
        print(f"rate {rate}: dropout left on costs {interval(lost)}")
        assert plots.mean_interval(lost[:, None])[0][0] > (0.02 if rate > 0.5 else 0)
    rates_figure(
        {
            "training": torch.stack(
                [late(by_rate[r].accuracies)[0] for r in RATES], dim=1
            ),
            "test": torch.stack([late(by_rate[r].accuracies)[2] for r in RATES], dim=1),
            "test, dropout on": torch.stack([noisy_clean[r][0] for r in RATES], dim=1),
        }
    )
    plt.show()


with checks.demonstration():
    show_modes()

# %% [markdown]
# What to see: a network that is good with dropout off is clearly worse with dropout left on, in evaluation. No error is raised, and nothing but the number tells.
#
# ## Written answer: dropout rates
#
# *Written answer, about 6 minutes.* In a few sentences each:
#
# 1. **Rising and falling.** Interpret the picture: why does the training accuracy fall with the rate, while the test accuracy rises first and falls later? Use Lemma 1 or 2 for one of your reasons.
# 2. **A choice.** Which rate would you take here, and from which numbers may you read it? The picture shows training and test accuracy: is one of them allowed?
# 3. **A colleague** trains with the rate 0.5 and sees a training accuracy of 0.7 *in the training loop* and a validation accuracy of 0.75. "My validation set must be too easy: validation accuracy is never above training accuracy." What else may it be, and how would you find out?

# %% [markdown] answer="dropout_rates" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** (1) With dropout a network has to give the right answer with ever other units, while noise of the variance $\frac{p}{1-p} \sum w_i^2 h_i^2$ is added to its logits. Learning single slips by heart takes large weights on few units, and those are what the noise makes expensive; in a linear model it is exactly an L2 price (Lemma 2).
# So the training accuracy falls, and what is given up first is mostly what does not carry over. At 0.99 the variance is 99 times $\sum w_i^2 h_i^2$, and about one unit of 64 is left: not even what does carry over can be learned in 300 steps. That is underfitting: both accuracies are low. (2) From the validation accuracy (or loss), which was measured but is not in the picture: 0.8 or 0.95, whose
# test accuracies differ by much less than their intervals are wide. The training accuracy would choose 0. The test set must not choose, or its number is no longer an honest report. (3) The number in the loop was measured with dropout on, and usually as a mean over an epoch in which the weights still changed; the validation with dropout off. So they are not the same kind of number. Measure the training
# set after the epoch in evaluation mode: I expect it at or above 0.75.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Half: training falls since noise (or missing units) makes fitting, and fitting of single examples above all, expensive, with a lemma used rightly. Half: at a very high rate both are low: underfitting.
# - Half: a rate between 0.8 and 0.95 (or 0.5, with the intervals named). Half: the validation set chooses, neither training nor test.
# - Half: the mode (or the mean over a running epoch) makes the two numbers different in kind. Half: measure the training set in evaluation mode.
# ### END SOLUTION

# %% [markdown]
# ## Adam with L2, and AdamW
#
# The optimiser is the place where both kinds of decay happen. You write both, and then hold Lemmas 3 and 4 against them.
#
# ## Exercise 3: one step of Adam, with either decay
#
# *Medium, about 12 minutes.* Write one step of the pseudocode above.
#
# - `weights` and `gradient` (that of the loss alone) have the same shape, any shape; `first` and `second` are the moments $m$ and $v$ after the previous step, zeros for `step = 1`. `rate` is the learning rate $\eta$ here, not that of a dropout.
# - With `decoupled=False` the decay is L2 (Adam), with `decoupled=True` it is decoupled (AdamW).
# - Return a tuple of the new weights and the two new moments, first and second: three new tensors, none of which shares memory with another one or with an argument. No argument is changed. All is `float64`.
#
# Do it without `torch.optim`. For the weight 2, the gradient 0.5, zero moments, step 1, a learning rate of 0.1 and a decay of 0.25: with L2, the gradient becomes $0.5 + 0.25 \cdot 2 = 1$, the moments 0.1 and 0.001, and the weight $2 - 0.1 \cdot 1 = 1.9$. Decoupled, the weight first becomes $(1 - 0.025) \cdot 2 = 1.95$, the
# moments are 0.05 and 0.00025, and the new weight is $1.95 - 0.1 = 1.85$ (both up to $\varepsilon$).
#
# <details><summary>Hint</summary>
#
# Line 2 is the only one that depends on `decoupled`. `first * BETA_1 + ...` makes a new tensor; `first.mul_(BETA_1)` would change the argument.
#
# </details>


# %%
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8


# %%
def check_step(found: object, shape: Sequence[int]) -> list[np.ndarray]:
    """Check the kinds of weights and moments; return arrays. (For the tests.)"""
    thought = "Three tensors, the new weights and both moments, in double precision."
    three = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(three), 3, thought=thought)
    for what, one in zip(("weights", "first", "second"), three, strict=True):
        checks.tensor(what, one, shape=shape, dtype=torch.float64, thought=thought)
    return [checks.to_array(one) for one in three]


# %% exercise="adam_step" task=2 forbid="torch.optim torch.ops torch._fused_adam_ torch._fused_adamw_"
def adam_step(
    weights: Tensor,
    gradient: Tensor,
    first: Tensor,
    second: Tensor,
    step: int,
    rate: float,
    decay: float,
    decoupled: bool,
) -> tuple[Tensor, Tensor, Tensor]:
    """Make one step of Adam with L2, or of AdamW.

    Args:
        weights: Of any shape, float64.
        gradient: Of the loss without any decay, the same shape.
        first: The moment m before this step, the same shape.
        second: The moment v before this step, the same shape.
        step: Number of this step, from 1.
        rate: Learning rate, above 0.
        decay: Strength of the decay, at least 0.
        decoupled: Whether the decay is decoupled, or L2.

    Returns:
        New weights, new first moment, new second moment: new tensors.
    """
    # BEGIN SOLUTION
    if decoupled:
        weights = (1 - rate * decay) * weights
    else:
        gradient = gradient + decay * weights
    first = BETA_1 * first + (1 - BETA_1) * gradient
    second = BETA_2 * second + (1 - BETA_2) * gradient.square()
    mean = first / (1 - BETA_1**step)
    size = (second / (1 - BETA_2**step)).sqrt()
    return weights - rate * mean / (size + EPSILON), first, second
    # END SOLUTION


# %% test="adam_step" points=1
def test_adam_step() -> None:
    w, g, zero = (torch.tensor([v]).double() for v in (2.0, 0.5, 0.0))
    for decoupled, right in ((False, (1.9, 0.1, 0.001)), (True, (1.85, 0.05, 0.00025))):
        with checks.unchanged(weights=w, gradient=g, moments=zero):
            found = checks.attempt(adam_step, w, g, zero, zero, 1, 0.1, 0.25, decoupled)
        new = check_step(found, (1,))
        for what, number, wanted in zip(
            ("weight", "moment m", "moment v"), new, right, strict=True
        ):
            checks.close(
                f"the {what} (decoupled={decoupled})",
                number,
                [wanted],
                thought="Where does the decay enter: the gradient, or the weight?",
                rtol=1e-6,
            )
    kinds = ((False, torch.optim.Adam), (True, torch.optim.AdamW))
    for decoupled, kind in kinds:
        start = torch.tensor([[1.0, -2.0, 3.0], [0.5, 0.0, -4.0]]).double()
        twin = nn.Parameter(start.clone())
        optimiser = kind([twin], lr=0.1, weight_decay=0.3)
        state = start, torch.zeros_like(start), torch.zeros_like(start)
        for step in (1, 2, 3):
            gradient = torch.sin(torch.arange(6.0).double() + step).view(2, 3)
            state = checks.attempt(
                adam_step, state[0], gradient, *state[1:], step, 0.1, 0.3, decoupled
            )
            check_step(state, (2, 3))
            twin.grad = gradient
            optimiser.step()
            checks.close(
                f"six weights after step {step} (decoupled={decoupled})",
                state[0],
                twin.detach(),
                thought=f"{kind.__name__} of PyTorch goes elsewhere. Are the moments "
                "corrected for the number of the step?",
                rtol=1e-9,
            )


# %% hidden="adam_step" points=2
def hidden_adam_step() -> None:
    rng = np.random.default_rng(373)
    for shape, rate, decay, scale, step in (
        ((1,), 0.1, 0.0, 1.0, 1),
        ((), 0.01, 0.5, 1.0, 2),
        ((0,), 0.01, 0.5, 1.0, 2),
        ((3, 3), 0.3, 1.0, 1e-7, 1),
        ((2, 5), 0.001, 30.0, 1e3, 7),
        ((4, 1, 3), 0.05, 0.2, 1e-9, 3),
        ((6,), 0.5, 0.4, 1.0, 5000),
        ((5, 2), 2.0, 1.5, 1e6, 40),
    ):
        w, g, m = (torch.tensor(rng.normal(size=shape)).double() for _ in range(3))
        v = torch.tensor(rng.random(shape)).double()
        g, m, v = g * scale, m * scale, v * scale**2
        if step == 1:
            m, v = torch.zeros_like(m), torch.zeros_like(v)
        for decoupled in (False, True):
            with checks.unchanged(weights=w, gradient=g, first=m, second=v):
                found = checks.attempt(
                    adam_step, w, g, m, v, step, rate, decay, decoupled
                )
            new = check_step(found, shape)
            # Written another way, in NumPy, with one fraction for the move.
            old, slope, m1, v1 = (checks.to_array(one) for one in (w, g, m, v))
            full = slope if decoupled else slope + decay * old
            m2, v2 = m1 + (full - m1) * (1 - 0.9), v1 + (full**2 - v1) * (1 - 0.999)
            size = np.sqrt(v2 / (1 - 0.999**step)) + 1e-8
            moved = rate / (1 - 0.9**step) * m2 / size
            rest = old - rate * decay * old if decoupled else old
            for what, one, right in zip(
                ("a weight", "a first moment", "a second moment"),
                new,
                (rest - moved, m2, v2),
                strict=True,
            ):
                checks.close(
                    what,
                    one,
                    right,
                    thought="Each line of the pseudocode, for either decay, with both "
                    "corrections, and with epsilon outside the root?",
                    rtol=1e-8,
                    atol=1e-10 if what == "a weight" else 0.0,
                )
    w, g, m, v = (torch.ones(3, dtype=torch.float64) for _ in range(4))
    for decoupled, decay in itertools.product((False, True), (0.0, 0.1)):
        checks.true(
            "the results",
            checks.returns_new_tensors(adam_step, w, g, m, v, 2, 0.1, decay, decoupled),
            thought="Three new tensors, whatever the decay is?",
        )


# %% [markdown]
# Now the lemmas, in numbers. A linear model of five weights, 40 examples, 50 steps, for five drawn problems, in `float64`. How far are the weights with L2 from those with decoupled decay, for SGD, for SGD with momentum, and for your Adam? And what becomes of Adam's weights when the loss is multiplied by 100? **Predict** which of the numbers are zero. (This needs Exercise 3.)


# %% tags=["demo"]
def drawn_problem(seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return features ``[40, 5]``, targets ``[40]`` and first weights ``[5]``."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(40, 5, generator=generator, dtype=torch.float64)
    truth, w = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    return x, x @ truth + torch.randn(40, generator=generator).double(), w


def gradient_at(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Return the gradient of half the mean squared error by the weights."""
    return x.T @ (x @ w - y) / len(y)


def descended(seed: int, momentum: float, decay: float, decoupled: bool) -> Tensor:
    """Return the weights after 50 steps of SGD with the rate 0.1."""
    x, y, w = drawn_problem(seed)
    velocity = torch.zeros_like(w)
    for _ in range(50):
        gradient = gradient_at(w, x, y) + (0.0 if decoupled else decay) * w
        velocity = momentum * velocity + gradient
        w = (1 - 0.1 * (decay if decoupled else 0.0)) * w - 0.1 * velocity
    return w


def adapted(seed: int, decay: float, decoupled: bool, scale: float = 1.0) -> Tensor:
    """Return the weights after 50 steps of Adam with the rate 0.1."""
    x, y, w = drawn_problem(seed)
    first, second = torch.zeros_like(w), torch.zeros_like(w)
    for step in range(1, 51):
        gradient = scale * gradient_at(w, x, y)
        w, first, second = adam_step(
            w, gradient, first, second, step, 0.1, decay, decoupled
        )
    return w


def show_gap(what: str, pairs: Sequence[tuple[Tensor, Tensor]]) -> list[float]:
    """Print and return the largest differences between pairs of weights."""
    gaps = [(one - other).abs().max().item() for one, other in pairs]
    print(f"{what:42} {min(gaps):.0e} to {max(gaps):.0e}")
    return gaps


def show_gaps() -> None:
    """Hold Lemmas 3 and 4 for five problems."""
    seeds = range(370, 375)
    print("largest difference of a weight, smallest and largest of five problems")
    for momentum in (0.0, 0.9):
        gaps = show_gap(
            f"SGD, momentum {momentum}: L2 and decoupled",
            [
                (descended(s, momentum, 0.5, False), descended(s, momentum, 0.5, True))
                for s in seeds
            ],
        )
        assert max(gaps) < 1e-12 if momentum == 0 else min(gaps) > 1e-3
    gaps = show_gap(
        "Adam: L2 and decoupled",
        [(adapted(s, 0.5, False), adapted(s, 0.5, True)) for s in seeds],
    )
    assert min(gaps) > 1e-2
    for decoupled, name in ((False, "Adam with L2"), (True, "AdamW")):
        gaps = show_gap(
            f"{name}: the loss, and 100 times the loss",
            [
                (adapted(s, 0.5, decoupled), adapted(s, 0.5, decoupled, 100.0))
                for s in seeds
            ],
        )
        assert max(gaps) < 1e-5 if decoupled else min(gaps) > 1e-2
    gaps = show_gap(
        "Adam with L2: 100 times the loss, 100 times λ",
        [(adapted(s, 0.5, False), adapted(s, 50.0, False, 100.0)) for s in seeds],
    )
    assert max(gaps) < 1e-5


with checks.demonstration():
    show_gaps()

# %% [markdown]
# What to see: for SGD without momentum the two are equal to rounding, and in each other line where both are compared they are not. AdamW does not notice the scale of the loss (the rest is $\varepsilon$, which is not zero here). Adam with L2 does, until $\lambda$ is scaled with it: Lemma 4 to the letter.
#
# So one and the same number is two different things in two optimisers. Here are the clones of the operator, with `weight_decay=0.03` in both, and with 3 in AdamW. **Predict** which of them helps.

# %% tags=["demo"]
SETTINGS = {
    "Adam with L2, 0.03": (0.03, False),
    "AdamW, 0.03": (0.03, True),
    "AdamW, 3": (3.0, True),
}


def show_decays() -> None:
    """Print accuracies by the kind of decay, and assert how they compare."""
    base = late(by_decay["none"].accuracies)
    decay_gains = dict[str, Tensor]()
    for name, clones in by_decay.items():
        fitted, _, fresh = late(clones.accuracies)
        decay_gains[name] = fresh - base[2]
        print(f"{name:18} training {interval(fitted)}, test {interval(fresh)}")
    for name in ("Adam with L2, 0.03", "AdamW, 3"):
        low, _ = plots.mean_interval(decay_gains[name][:, None])
        assert low[0] > 0.01
    assert decay_gains["AdamW, 0.03"].abs().mean() < 0.01
    assert (
        decay_gains["Adam with L2, 0.03"] - decay_gains["AdamW, 0.03"]
    ).mean() > 0.04


with checks.demonstration():
    by_decay = {"none": by_rate[0.0]} | {
        name: train_clones(37, decay=decay, decoupled=decoupled)
        for name, (decay, decoupled) in SETTINGS.items()
    }
    show_decays()

# %% [markdown]
# What to see: the same 0.03 gains several points of test accuracy as L2 in Adam, and nothing to speak of in AdamW. AdamW multiplies by $1 - \eta\lambda = 0.99991$ in each step, and 300 such steps take away less than 3 %; it needs a $\lambda$ that is a hundred times as large. A value of `weight_decay` from somebody's paper is worth nothing without the name of the optimiser, its learning rate, and the number of steps.

# %% [markdown]
# ## Exercise 4: the rule of patience
#
# *Easy, about 7 minutes.* Write the rule of early stopping for a list of validation losses, one for each epoch that *could* be trained, including epochs that early stopping would never reach. Return a tuple of two plain `int`s: the epoch whose weights are kept, and the number of epochs that are trained.
#
# - Epochs count from 1.
# - An epoch is better if its loss is **lower** than that of every epoch before it, by however little; an equal loss is not better. So of equal ones the first is kept.
# - Training stops after the epoch that is the `patience`-th in a row that is not better. If that never happens, all epochs are trained.
# - Losses after the stop are never seen: they must not count.
# - A patience below 1 and an empty list raise a `ValueError`.
#
# For the losses $5, 4, 4, 3, 6, 3, 2$: with a patience of 2, training stops after epoch 6, and epoch 4 is kept: `(4, 6)`. With a patience of 1 it is `(2, 3)`, with 3 `(7, 7)`.
#
# <details><summary>Hint</summary>
#
# Two numbers are enough to remember: the best epoch so far, and its loss. How many epochs have passed since then?
#
# </details>


# %% exercise="stop_early" task=1
def stop_early(losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Return the epoch that early stopping keeps, and how many it trains.

    Args:
        losses: Finite validation losses after epoch 1, 2, 3 and so on.
        patience: Epochs in a row without a lower loss that end training, at least 1.

    Raises:
        ValueError: There is no loss, or the patience is below 1.
    """
    # BEGIN SOLUTION
    if len(losses) == 0 or patience < 1:
        raise ValueError(f"{len(losses)} losses, patience {patience}: at least 1 each")
    best, lowest = 0, math.inf
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            best, lowest = epoch, loss
        elif epoch - best == patience:
            return best, epoch
    return best, len(losses)
    # END SOLUTION


# %% test="stop_early" points=1
def test_stop_early() -> None:
    losses = [5.0, 4.0, 4.0, 3.0, 6.0, 3.0, 2.0]
    for numbers, patience, right, thought in (
        (losses, 2, (4, 6), "Epochs 5 and 6 are not better than 4; 3 equals 3."),
        (losses, 1, (2, 3), "Epoch 3 is not lower than epoch 2: an equal loss."),
        (losses, 3, (7, 7), "A better one comes just in time: the count starts anew."),
        (losses, 100, (7, 7), "The patience never runs out."),
        ([1.0], 1, (1, 1), "A single epoch."),
        ([1.0, 2.0, 0.0], 1, (1, 2), "What comes after the stop was never trained."),
        ([2.0, 2.0, 2.0, 2.0], 2, (1, 3), "Of equal ones the first is kept."),
    ):
        found = checks.attempt(stop_early, numbers, patience)
        checks.equal(
            f"kept and trained for {numbers} with patience {patience}",
            found,
            right,
            thought=thought,
        )
    for numbers, patience in (([], 2), (losses, 0)):
        checks.raises(
            ValueError,
            lambda a=numbers, b=patience: stop_early(a, b),
            thought="What if there is nothing to choose from, or no patience?",
        )


# %% hidden="stop_early" points=1
def hidden_stop_early() -> None:
    rng = np.random.default_rng(374)

    def kept_and_trained(losses: Sequence[float], patience: int) -> tuple[int, int]:
        """The same, from all the minima of the beginnings."""
        seen: list[float] = []
        for end in range(1, len(losses) + 1):
            seen = [*losses[:end]]
            best = seen.index(min(seen)) + 1
            if end - best >= patience:
                return best, end
        return seen.index(min(seen)) + 1, len(seen)

    cases: list[tuple[Sequence[float], int]] = [
        ([0.0], 3),
        ([-1.0, -1.0 - 1e-12, -1.0], 1),
        ([3.0, 2.0, 1.0, 0.0], 1),
        ([0.0, 1.0, 2.0], 2),
        ([0.0, 1.0, 2.0], 3),
        ((1e300, 1e299, 1e300, 1e298), 1),
        ([1e-20, 1e-20, 1e-21, 1e-20, 1e-21, 0.0], 2),
        (tuple(float(k % 3) for k in range(30)), 4),
    ]
    for n in (2, 5, 9, 30, 200):
        for _ in range(12):
            levels = int(rng.integers(2, 12))
            losses = (rng.integers(levels, size=n) - levels // 2).astype(float)
            cases.append((losses.tolist(), int(rng.integers(1, 7))))
        cases.append(((-rng.random(n)).cumsum().tolist(), 1))
    for losses, patience in cases:
        with checks.unchanged(losses=losses):
            found = checks.attempt(stop_early, losses, patience)
        checks.equal(
            "the types",
            [type(one).__name__ for one in checks.instance(
                "the result", found, tuple, thought="Two numbers?"
            )],
            ["int", "int"],
            thought="Are both plain ints?",
        )  # fmt: skip
        checks.equal(
            "kept and trained",
            found,
            kept_and_trained(losses, patience),
            thought="Lower than all before it, in a row, with ties, and blind to what "
            "comes after the stop?",
        )
    for losses, patience in (([], 1), ((), 3), ([1.0, 2.0], 0), ([1.0], -2)):
        checks.raises(
            ValueError,
            lambda a=losses, b=patience: stop_early(a, b),
            thought="No loss, or a patience below 1?",
        )


# %% [markdown]
# ## Patience, seen
#
# The validation loss of one of the clones without dropout, and the loss on the third set, which the rule never sees. Move the patience (in measured epochs of five steps each). **Predict** with how much patience the rule first runs to the end of the curve. (This needs Exercises 1 and 4.)


# %% tags=["demo"] alt="Two curves of cross-entropy over the training step for one clone: validation and test loss fall together for some 40 steps, and then climb together. A dot marks the kept weights at the lowest validation loss, a vertical line the step at which training stops."
def patience_figure(patience: int) -> Figure:
    """Draw two losses of one clone, what the rule keeps, and where it stops."""
    figure, axes = plt.subplots(layout="constrained")
    clones = by_rate[0.0]
    _, validation, test = clones.losses[:, 0]
    kept, trained = stop_early(validation[1:].tolist(), patience)
    axes.plot(clones.steps, validation, label="validation loss")
    axes.plot(clones.steps, test, label="test loss (the rule never sees it)")
    axes.plot(clones.steps[kept], validation[kept], "o", color="black", label="kept")
    axes.axvline(clones.steps[trained], color="black", ls=":", label="stop")
    axes.set(xlabel="step", ylabel="cross-entropy", title=f"patience {patience}")
    axes.legend()
    return figure


with checks.demonstration():
    controls.interactive_figure(
        patience_figure, patience=controls.slider(1, 60, 1, 8, "patience in epochs")
    )

# %% [markdown]
# Is it worth it, and what does the chosen number tell? We apply the rule with a patience of 8 to each of the ten clones, and judge on the third set.


# %% tags=["demo"]
def at_stop(numbers: Tensor, losses: Tensor, patience: int) -> Tensor:
    """Return ``numbers[..., run, epoch]`` at the epochs that the rule keeps."""
    kept = [stop_early(run[1:].tolist(), patience)[0] for run in losses[1]]
    return torch.stack([numbers[..., k, e] for k, e in enumerate(kept)], dim=-1)


def show_stops() -> None:
    """Print what stopping gains, and how much the choice flatters itself."""
    clones = by_rate[0.0]
    stopped = at_stop(clones.accuracies, clones.losses, 8)
    stop_gain = stopped[2] - late(clones.accuracies)[2]
    low, _ = plots.mean_interval(stop_gain[:, None])
    print(f"test accuracy at the stop {interval(stopped[2])}")
    print(f"gain over training to the end {interval(stop_gain)}")
    assert low[0] > 0.03
    runs = [stop_early(run[1:].tolist(), 8)[1] for run in clones.losses[1]]
    print(f"epochs trained: {min(runs)} to {max(runs)} of {len(clones.steps) - 1}")
    assert max(runs) < (len(clones.steps) - 1) / 2
    # Forty clones with 30 validation examples each: how much does the choice flatter?
    many = train_clones(39, n_runs=40, n_validation=30, n_steps=80)
    chosen = at_stop(many.losses, many.losses, 8)  # [3, 40]
    common = int(many.losses[1].mean(dim=0).argmin())
    gains = many.losses[1:, :, common] - chosen[1:]  # [2, 40]
    print(f"own epoch against one for all, on the validation set {interval(gains[0])}")
    print(f"                               and on the third set  {interval(gains[1])}")
    flattery = gains[0] - gains[1]
    print(f"difference {interval(flattery)}")
    assert plots.mean_interval(flattery[:, None])[0][0] > 0.005


with checks.demonstration():
    show_stops()

# %% [markdown]
# What to see: stopping gains more than three points of test accuracy (the lower end of the interval), with less than half of the epochs. The second half asks what a validation loss is worth *where it chose*: 40 clones with only 30 validation examples each. On the validation sets, an epoch of one's own looks better than one epoch for all. On the third set, much or all of that gain is gone, and the interval of the difference
# lies above zero. So the validation loss of the kept weights is no honest report. It takes a third set, as with the degrees of Part 2.5.
#
# The shrinkage of Lemma 5 can be held exactly. We let gradient descent run on drawn linear problems, and compare its coordinates with the lemma.


# %% tags=["demo", "nbval-check-output"]
def show_shrinkage(seed: int, n_steps: int) -> float:
    """Hold Lemma 5 for one problem; return the largest error of a coordinate."""
    x, y, _ = drawn_problem(seed)
    curvature, directions = torch.linalg.eigh(x.T @ x / len(y))
    minimum = directions.T @ torch.linalg.lstsq(x, y[:, None]).solution[:, 0]
    w = torch.zeros(5, dtype=torch.float64)
    for _ in range(n_steps):
        w = w - 0.1 * gradient_at(w, x, y)
    stopped_factor = 1 - (1 - 0.1 * curvature) ** n_steps
    wanted = stopped_factor * minimum
    assert (stopped_factor.diff() > 0).all()  # curvatures ascend, and so do factors
    strength = 0.3
    priced = torch.linalg.solve(
        x.T @ x / len(y) + strength * torch.eye(5).double(), x.T @ y / len(y)
    )
    gap = directions.T @ priced - curvature / (curvature + strength) * minimum
    return max((directions.T @ w - wanted).abs().max().item(), gap.abs().max().item())


shrinkage_errors = [show_shrinkage(s, n) for s in range(380, 390) for n in (1, 7, 100)]
print(f"{len(shrinkage_errors)} cases, all errors below 1e-10:", end=" ")
print(max(shrinkage_errors) < 1e-10)
assert max(shrinkage_errors) < 1e-10

# %% [markdown]
# ## Exercise 5: training with patience
#
# *Medium, about 11 minutes.* Now the whole of it, for one network. An epoch is **one** step on the mean cross-entropy of all training examples.
#
# - In each epoch: put the network in training mode, forget old gradients (set to zero or to `None`; some may be there at the start), make the step; then measure the mean cross-entropy on the validation data, in evaluation mode.
# - Stop by the rule of Exercise 4: after the `patience`-th epoch in a row that is not better, or after `max_epochs`.
# - At the end the network holds **all numbers of its `state_dict()`** (weights *and* buffers) as they were after the best epoch (the first one, if several share the lowest loss), and all its modules are in evaluation mode.
# - Return a list of the validation losses, one plain Python float for each epoch that was trained. The data stay as they are.
#
# A learning rate of 0 makes all losses equal: with a patience of 3 the result holds 4 equal losses, and the network is as it was.
#
# <details><summary>Hint</summary>
#
# `state_dict()` refers to the numbers themselves, which the next step will change: keep clones. `stop_early(losses, patience)` tells which epoch is the best of those so far; is it the last one?
#
# </details>


# %%
class Setting(NamedTuple):
    """What a test of Exercise 5 trains. (For the tests.)"""

    network: nn.Module
    optimiser: torch.optim.Optimizer
    train: tuple[Tensor, Tensor]
    validation: tuple[Tensor, Tensor]


def made_setting(seed: int, kind: str, sizes: Sequence[int], rate: float) -> Setting:
    """Return a small network with its optimiser and data; the same for equal arguments.

    Args:
        seed: Of all numbers.
        kind: ``"linear"``, or ``"norm"`` for one with batch normalisation.
        sizes: Training examples, validation examples, inputs, classes.
        rate: Learning rate.
    """
    generator = torch.Generator().manual_seed(seed)
    n_train, n_validation, n_in, n_classes = sizes
    layers: list[nn.Module] = [nn.Linear(n_in, n_classes)]
    if kind == "norm":
        layers = [nn.Linear(n_in, 6), nn.BatchNorm1d(6), nn.ReLU()]
        layers.append(nn.Linear(6, n_classes))
    network = nn.Sequential(*layers).double()
    with torch.no_grad():
        for one in network.parameters():
            one.copy_(torch.randn(one.shape, generator=generator).double())
    optimiser = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    sets = list[tuple[Tensor, Tensor]]()
    for n in (n_train, n_validation):
        inputs = torch.randn(n, n_in, generator=generator).double()
        labels = torch.randint(n_classes, (n,), generator=generator)
        sets.append((inputs, labels))
    return Setting(network, optimiser, sets[0], sets[1])


def all_epochs(made: Setting, n: int) -> tuple[list[float], list[dict[str, Tensor]]]:
    """Train n epochs; return the loss and a copy of the state after each of them."""
    losses, states = list[float](), list[dict[str, Tensor]]()
    for _ in range(n):
        made.network.train()
        made.optimiser.zero_grad()
        shares = made.network(made.train[0]).log_softmax(dim=1)
        (-shares.gather(1, made.train[1][:, None]).mean()).backward()
        made.optimiser.step()
        made.network.eval()
        shares = made.network(made.validation[0]).log_softmax(dim=1).detach()
        losses.append(-shares.gather(1, made.validation[1][:, None]).mean().item())
        states.append({k: v.clone() for k, v in made.network.state_dict().items()})
    return losses, states


def check_fit(
    seed: int,
    kind: str,
    sizes: Sequence[int],
    rate: float,
    patience: int,
    max_epochs: int,
) -> int:
    """Hold one run of an answer against the rule; return how many epochs it took."""
    losses, states = all_epochs(made_setting(seed, kind, sizes, rate), max_epochs)
    lowest = [min(losses[: k + 1]) for k in range(max_epochs)]
    first = [losses.index(one) for one in lowest]
    over = [k for k in range(max_epochs) if k - first[k] >= patience]
    last = over[0] if over else max_epochs - 1
    made = made_setting(seed, kind, sizes, rate)
    made.network.train(seed % 2 == 0)
    for one in made.network.parameters():
        one.grad = torch.full_like(one, 50.0)
    with checks.unchanged(train=made.train, validation=made.validation):
        found = checks.attempt(
            fit,
            made.network,
            made.optimiser,
            made.train,
            made.validation,
            patience,
            max_epochs,
        )
    kinds = {type(one).__name__ for one in checks.instance(
        "the result", found, list, thought="A list of the validation losses?"
    )}  # fmt: skip
    checks.equal(
        "the types of the losses",
        kinds,
        {"float"},
        thought="`.item()` makes a plain Python number of a tensor.",
    )
    checks.equal(
        "the number of epochs",
        len(found),
        last + 1,
        thought="Does training stop by the rule of patience, and not an epoch early "
        "or late?",
    )
    checks.close(
        "the validation losses",
        found,
        losses[: last + 1],
        thought="One step for each epoch in training mode, fresh gradients, then the "
        "loss on the validation data in evaluation mode?",
        rtol=1e-8,
        atol=1e-10,
    )
    state = made.network.state_dict()
    for name, right in states[first[last]].items():
        checks.close(
            f"`{name}` in the end",
            state[name],
            right,
            thought="Are all numbers those after the best epoch, weights and buffers?",
            rtol=1e-8,
            atol=1e-10,
        )
    checks.true(
        "the mode in the end",
        not any(module.training for module in made.network.modules()),
        thought="Is the network in evaluation mode in the end?",
    )
    return last + 1


# %% exercise="fit" task=1
def fit(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    train: tuple[Tensor, Tensor],
    validation: tuple[Tensor, Tensor],
    patience: int,
    max_epochs: int,
) -> list[float]:
    """Train a classifier with early stopping, and leave it with its best weights.

    Args:
        network: Maps ``[n, n_in]`` to logits ``[n, n_classes]``.
        optimiser: Moves the weights of the network.
        train: Inputs ``[n, n_in]`` and labels ``[n]`` (int64) to train on.
        validation: Inputs and labels to watch.
        patience: Epochs in a row without a lower loss that end training, at least 1.
        max_epochs: Largest number of epochs, at least 1.

    Returns:
        The validation loss after each epoch.
    """
    # BEGIN SOLUTION
    losses, lowest, waited = list[float](), math.inf, 0
    kept = dict[str, Tensor]()
    while waited < patience and len(losses) < max_epochs:
        network.train()
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(train[0]), train[1]).backward()
        optimiser.step()
        network.eval()
        with torch.no_grad():
            logits = network(validation[0])
        losses.append(nn.functional.cross_entropy(logits, validation[1]).item())
        waited += 1
        if losses[-1] < lowest:
            lowest, waited = losses[-1], 0
            kept = {name: one.clone() for name, one in network.state_dict().items()}
    network.load_state_dict(kept)
    return losses
    # END SOLUTION


# %% test="fit" points=1
def test_fit() -> None:
    epochs = [
        check_fit(1, "linear", (6, 5, 2, 3), 0.0, 3, 20),  # all losses are equal
        check_fit(2, "linear", (6, 5, 2, 3), 0.5, 4, 60),
        check_fit(3, "norm", (8, 7, 3, 2), 0.3, 2, 60),
        check_fit(4, "linear", (6, 5, 2, 2), 0.05, 9, 3),
    ]
    checks.true(
        "the numbers of epochs",
        epochs[0] == 4 and epochs[3] == 3,
        thought="Four equal losses with a patience of 3; three epochs at most.",
    )


# %% hidden="fit" points=2
def hidden_fit() -> None:
    rng = np.random.default_rng(375)
    for number in range(10):
        sizes = [int(rng.integers(low, 12)) for low in (3, 1, 1)]
        check_fit(
            int(rng.integers(10**6)),
            "norm" if number % 2 else "linear",
            (*sizes, int(rng.integers(2, 5))),
            float(rng.choice([0.02, 0.3, 1.5])),
            int(rng.integers(1, 7)),
            int(rng.integers(20, 40)),
        )
    check_fit(3750, "norm", (5, 4, 2, 3), 0.2, 2, 1)
    check_fit(3751, "linear", (3, 1, 1, 2), 0.0, 1, 9)
    check_fit(3752, "linear", (3, 1, 1, 2), 0.0, 9, 9)
    check_fit(3753, "linear", (3, 1, 1, 2), 0.0, 8, 9)
    check_fit(3754, "linear", (4, 6, 3, 3), 1.5, 30, 12)
    check_fit(3755, "norm", (5, 7, 3, 2), 1.5, 13, 12)
    check_fit(3756, "linear", (6, 5, 2, 3), 1e-7, 2, 9)  # lower by very little


# %% [markdown]
# ## Exercise 6: with and without
#
# *Medium, about 7 minutes.* Draw how models with and without regularisation learn. `train` and `validation` hold, for each model's name, the accuracies of its runs, a row for each run and a column for each step in `steps`. Draw two panels side by side:
#
# - the left one for the training accuracies, the right one for the validation accuracies; the titles say "training" and "validation";
# - in each panel, for each model, a **line** through the means over the runs, and around it a shaded **band** with Student's 95 % interval of the mean, which `plots.mean_interval(runs)` returns as lower and upper end;
# - each model has one colour, the same in both panels, and no two models have the same one;
# - a legend with the models' names as they are given, in each panel or once for both; labels on both axes of each panel, which say that steps are along one and accuracies along the other (labels of the whole figure, `supxlabel` and `supylabel`, count for each); the **same limits** of the y-axis in both panels; nothing cut off: all lines and bands lie within the limits of the axes.
#
# Return the `Figure`, a new one at each call. With the steps $(0, 10)$ and two runs $(0.3, 0.5)$ and $(0.5, 0.5)$, the line goes through $(0, 0.4)$ and $(10, 0.5)$. The band has no height at 10, and at 0 it reaches from $0.4 - 1.27$ to $0.4 + 1.27$: Student's quantile for two runs is 12.7. (Such a band may leave the range of accuracies. Let it.)
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, 2, sharey=True)`, and `plots.curve_with_interval` for a line with its band. With `sharey=True` both panels have the same limits, which follow from the data of both.
#
# </details>


# %%
def ends(values: Sequence[float]) -> list[float]:
    """Return the smallest and the largest value, a hair's breadth further in.

    Limits that fit the data exactly may miss them by rounding. (For the tests.)
    """
    low, high = min(values), max(values)
    return [low + 1e-6 * (high - low), high - 1e-6 * (high - low)]


def check_comparison(
    figure: Figure,
    steps: Sequence[int],
    train: Mapping[str, Tensor],
    validation: Mapping[str, Tensor],
) -> None:
    """Check all that a figure of Exercise 6 must show. (The tests call it.)"""
    panels = checks.panels_of(figure)
    looks: dict[str, list[Any]] = {name: [] for name in train}
    words = ("training", "validation")
    for panel, what, table in zip(panels, words, (train, validation), strict=True):
        heights = list[float]()
        for name, runs in table.items():
            low, high = plots.mean_interval(runs.numpy())
            line = checks.curve(
                f"the {what} accuracy of {name!r}",
                panel,
                steps,
                runs.double().mean(dim=0),
                name=name,
                thought="A line through the means over the runs, with the model's name "
                "in the legend of its panel, training left and validation right.",
            )
            checks.band(
                f"the band of {name!r} ({what})",
                panel,
                steps,
                low,
                high,
                share=0.01,
                thought="A band between both ends of Student's interval of the mean.",
            )
            looks[name].append(line.look)
            heights += [*low, *high]
        checks.labels(
            panel,
            x=("step", "update", "epoch", "time"),
            y=("accuracy", "share", "agreement", "right", "correct"),
            thought="Does each label say what is along its axis?",
        )
        checks.in_view(
            "all",
            panel,
            x=ends(steps),
            y=ends(heights),
            thought="Is something cut off?",
        )
    checks.titles(panels, words, thought="Which panel is which? A title says it.")
    checks.told_apart(
        "the models' colours",
        looks,
        thought="One colour for each model, the same in both panels.",
    )
    limits = [[float(one) for one in panel.get_ylim()] for panel in panels]
    checks.close(
        "the limits of y in the right panel",
        limits[1],
        limits[0],
        thought="The same limits in both panels: else the eye compares wrongly.",
        rtol=1e-6,
    )


# %% exercise="comparison_figure" task=3
def comparison_figure(
    steps: Sequence[int], train: Mapping[str, Tensor], validation: Mapping[str, Tensor]
) -> Figure:
    """Draw how accuracies of several models develop, training beside validation.

    Args:
        steps: Ascending, at least two.
        train: For each of one to five models accuracies ``[n_runs, n_steps]``, at least
            two runs.
        validation: The same for the same names, in the same order.

    Returns:
        A figure with two panels.
    """
    # BEGIN SOLUTION
    figure, panels = plt.subplots(
        1, 2, figsize=(9, 3.8), sharey=True, layout="constrained"
    )
    for axes, what, table in zip(
        panels, ("training", "validation"), (train, validation), strict=True
    ):
        for name, runs in table.items():
            plots.curve_with_interval(axes, steps, runs.numpy(), label=name)
        axes.set(xlabel="step", ylabel="accuracy", title=f"{what} accuracy")
        axes.legend()
    return figure
    # END SOLUTION


# %% test="comparison_figure" points=1
def test_comparison_figure() -> None:
    rising = torch.tensor([[0.3, 0.5], [0.5, 0.5]])
    for steps, train, validation in (
        ([0, 10], {"plain": rising}, {"plain": rising - 0.2}),
        (
            [0, 5, 20],
            {
                "none": torch.tensor([[0.2, 0.8, 1.0]] * 2 + [[0.3, 0.8, 0.9]]),
                "dropout": torch.tensor([[0.2, 0.6, 0.7], [0.4, 0.5, 0.8]]),
            },
            {
                "none": torch.tensor([[0.1, 0.5, 0.4]] * 2 + [[0.3, 0.4, 0.3]]),
                "dropout": torch.tensor([[0.2, 0.5, 0.6], [0.3, 0.4, 0.6]]),
            },
        ),
    ):
        figure = checks.figure_of(
            comparison_figure,
            *(steps, train, validation),
            n_axes=2,
            arranged="row",
            thought="Do you return the figure, with two labelled panels side by side?",
        )
        check_comparison(figure, steps, train, validation)


# %% hidden="comparison_figure" points=1
def hidden_comparison_figure() -> None:
    rng = np.random.default_rng(376)
    for names, n_runs, n_steps in (
        (["only"], 2, 2),
        (["p = 0.5", "p = 0.8", "weight_decay"], 3, 6),
        (["b", "a", "c", "AdamW", "none"], 4, 5),
    ):
        steps = [int(one) for one in rng.choice(500, n_steps, replace=False)]
        steps.sort()
        tables = list[dict[str, Tensor]]()
        for level in (0.7, 0.3):
            means = level + 0.25 * rng.random((len(names), 1, n_steps))
            runs = means + 0.03 * rng.normal(size=(len(names), n_runs, n_steps))
            tables.append(
                {name: torch.tensor(one) for name, one in zip(names, runs, strict=True)}
            )
        figure = checks.figure_of(
            comparison_figure,
            *(steps, *tables),
            n_axes=2,
            arranged="row",
            thought="A new figure with two labelled panels side by side?",
        )
        check_comparison(figure, steps, tables[0], tables[1])


# %% [markdown]
# Here are the clones: without any remedy, with dropout at 0.8, and with a decay of 3 in AdamW. **Predict** which curve has its top where. (This needs Exercises 1 and 6.)


# %% tags=["demo"] alt="Two panels of accuracy over 300 steps, each with bands over ten networks. Training: without a remedy it climbs to 1; with AdamW and a decay of 3 to 0.94, with dropout at 0.8 to 0.86. Validation: all climb to about 0.66 within 50 steps; then the curve without a remedy falls to 0.57, that of AdamW to 0.62, and that of dropout to 0.65."
def show_remedies() -> None:
    """Draw three kinds of training, and assert where they end."""
    shown = {
        "no remedy": by_rate[0.0],
        "dropout, 0.8": by_rate[0.8],
        "AdamW, 3": by_decay["AdamW, 3"],
    }
    comparison_figure(
        by_rate[0.0].steps,
        {name: one.accuracies[0] for name, one in shown.items()},
        {name: one.accuracies[1] for name, one in shown.items()},
    )
    plt.show()
    end_of = {name: late(one.accuracies)[1].mean() for name, one in shown.items()}
    top_of = {name: one.accuracies[1].mean(0).max() for name, one in shown.items()}
    assert top_of["no remedy"] > end_of["no remedy"] + 0.03
    assert end_of["dropout, 0.8"] > end_of["no remedy"] + 0.03
    assert end_of["AdamW, 3"] > end_of["no remedy"] + 0.02


with checks.demonstration():
    show_remedies()

# %% [markdown]
# What to see: without a remedy the validation accuracy turns early, while the training accuracy climbs to 1. With dropout and with decay it falls less in the end. Remedies can be combined, and stopping at the top of the first curve is one, too; which of them is best is not claimed here, since their intervals overlap.
#
# ## What becomes of an agent
#
# A clone learns from fixed labels. An agent that learns values makes its targets itself: $r + \gamma \max_a q(s', a)$. Whatever is wrong with its values comes back in the next target. Two tiny worlds show what that means for this part, exactly.
#
# **Dropout in the target.** In the only state both actions give the reward 1, lead back to the state, and have the value $v$. If the values in the target are computed with dropout **on**, each of them is 0 with the probability $p$, and $v/(1-p)$ otherwise. Their maximum is 0 only if both are dropped, so its mean is $(1 - p^2)\frac{v}{1 - p} = (1 + p)\, v$: too large by the factor $1 + p$, though each value has the right mean.
# Training converges to the solution of $v = 1 + \gamma (1 + p) v$, which is $v = \frac{1}{1 - \gamma(1 + p)}$, if $\gamma (1 + p) < 1$; otherwise the values grow without bound. With dropout **off** the solution is $\frac{1}{1 - \gamma}$. **Predict** both for $\gamma = 0.9$ and $p = 0.1$. (This needs Exercise 1.)


# %% tags=["demo"]
def value_learned(rate: float, discount: float, n_sweeps: int, seed: int) -> Tensor:
    """Return the value after each sweep of targets with dropout on: ``[n_sweeps]``.

    Args:
        rate: Of the dropout on the two action values.
        discount: Gamma.
        n_sweeps: Number of sweeps, each with the mean of 4,000 targets.
        seed: Of the masks.
    """
    generator = torch.Generator().manual_seed(seed)
    value, found = torch.tensor(0.0, dtype=torch.float64), list[Tensor]()
    for _ in range(n_sweeps):
        noisy = dropout(value.expand(4000, 2), rate, generator)
        value = (1 + discount * noisy.amax(dim=1)).mean()
        found.append(value)
    return torch.stack(found)


def show_targets() -> None:
    """Print values that are learned with dropout on, beside the formula."""
    masks, shares = all_masks(2, 0.1)
    factor = (shares * (masks / 0.9).amax(dim=1)).sum().item()
    print(f"mean of the maximum, over all masks: {factor:.3f} times the value")
    assert abs(factor - 1.1) < 1e-12
    for rate, discount in ((0.0, 0.9), (0.05, 0.9), (0.1, 0.9), (0.2, 0.8)):
        exact_value = 1 / (1 - discount * (1 + rate))
        runs = torch.stack(
            [value_learned(rate, discount, 700, s)[-140:].mean() for s in range(5)]
        )
        print(
            f"rate {rate}, discount {discount}: with dropout on {interval(runs)},",
            f"formula {exact_value:.1f}, with dropout off {1 / (1 - discount):.1f}",
        )
        assert (runs / exact_value - 1).abs().max() < 0.05
    blown_up = value_learned(0.2, 0.9, 700, 0)
    print(f"rate 0.2, discount 0.9: {blown_up[-1]:.0e} after 700 sweeps")
    assert blown_up[-1] > 1e6


with checks.demonstration():
    show_targets()

# %% [markdown]
# What to see: with a rate of only 0.1, targets with dropout on make the value 10 into 100, and with 0.2 there is no end. The error of ten per cent is small in one target; the agent learns from it again and again. The lemma that dropout keeps the mean holds, and does not help: the maximum is not linear. So **targets are computed in evaluation mode**. And an agent that trains with dropout acts in evaluation mode as well, unless its dice are meant: we have measured above what a decision with dropout on is worth.
#
# **Decay in a value.** One state, reward 1, and the value is a single number $v$ that the decay $\lambda$ pulls to zero. The error is squared and halved. If the target is the **return** $G = \frac{1}{1 - \gamma}$, a fixed number, descent converges to the place where $(v - G) + \lambda v = 0$, that is $v = \frac{G}{1 + \lambda}$. If the target is $1 + \gamma v$, held constant in each step, it converges to the place where $v - (1 + \gamma v) + \lambda v = 0$:
#
# $$v = \frac{1}{1 - \gamma + \lambda} .$$
#
# **Predict** both for $\gamma = 0.99$ and $\lambda = 0.01$.


# %% tags=["demo", "nbval-check-output"]
def value_with_decay(discount: float, decay: float, *, bootstrapped: bool) -> float:
    """Return the value that SGD with decoupled decay and the rate 0.5 goes to."""
    value = 0.0
    for _ in range(10_000):
        ahead = value if bootstrapped else 1 / (1 - discount)
        target = 1 + discount * ahead
        value = (1 - 0.5 * decay) * value + 0.5 * (target - value)
    return value


def show_decayed_values() -> None:
    """Print values with decay, and hold them against both formulas."""
    print("discount  decay   value  from returns  from own targets")
    for discount, decay in ((0.9, 0.01), (0.99, 0.0), (0.99, 0.01), (0.99, 0.1)):
        from_returns = value_with_decay(discount, decay, bootstrapped=False)
        from_targets = value_with_decay(discount, decay, bootstrapped=True)
        exact_value = 1 / (1 - discount)
        print(
            f"{discount:8} {decay:6} {exact_value:7.1f} {from_returns:13.1f}",
            f"{from_targets:17.1f}",
        )
        assert abs(from_returns - exact_value / (1 + decay)) < 1e-9 * exact_value
        assert abs(from_targets - 1 / (1 - discount + decay)) < 1e-9 * exact_value


show_decayed_values()

# %% [markdown]
# What to see: a decay of 0.01 costs one per cent of a value that is learned from returns, and **half** of one that is learned from its own targets at a discount of 0.99. The decay acts like a lower discount. That need not be a fault, but whoever turns it on should know it. (This is a value with one weight. In a network, biases and weights share the price, and the loss may be halved or not; that is not measured here.)
#
# ## Summary and outlook
#
# - **Dropout** keeps the mean of each unit and adds variance, $\frac{p}{1-p} \sum w_i^2 h_i^2$ to a linear unit; for a linear model that is an L2 price. Held over all masks to twelve digits. On 120 decisions of an operator, ten networks without it knew all by heart; with the rate 0.8 they gained more test accuracy than with 0.5, and with 0.99 they underfitted.
# - **The mode** is a part of the result: left on in evaluation, dropout cost accuracy at 0.5, and more than two points at 0.8 and 0.95.
# - **Weight decay**: L2 and decoupled decay agree for SGD without momentum to rounding, and differ with momentum and in Adam. AdamW did not notice a loss that was multiplied by 100; Adam with L2 did. `weight_decay=0.03` gained more than four points in Adam and nothing in AdamW.
# - **Early stopping** gained more than three points of test accuracy with less than half of the epochs. Where it chose, the loss looks better than it is: report on a third set. On quadratic losses, stopping shrinks as L2 does.
# - **Agents**: dropout left on in targets made a value of 10 into 100 at the rate 0.1; a decay of 0.01 halved a value that learns from its own targets.
#
# What did *not* appear: none of the remedies came near the 80 % that are possible, and none was shown to be better than the others.
#
# **Where it leads**: Part 3.8 puts a digit classifier together, with a validation set of its own. Part 5.2 trains value networks on their own targets, and Part 5.4 has another overestimation by a maximum, and its remedy. AdamW is the optimiser of many later parts; you know now what its `weight_decay` means.
#
# **Further reading**: Srivastava and others (2014), on why dropout might work; Loshchilov and Hutter (2019), with many more comparisons of both decays; Prechelt (1998), on other rules of stopping; Hiraoka and others, *Dropout Q-Functions for Doubly Efficient Reinforcement Learning* (2021), for agents that do use dropout, small and with layer normalisation.
