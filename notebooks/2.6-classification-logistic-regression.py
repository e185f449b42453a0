# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.6: Classification: logistic regression"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A driver balances the pole on the cart, and she is no machine. Where the pole leans far to the right, she pushes right, always. Where it stands
# nearly upright, she is undecided, and may push either way. You have her notes: what she saw, and what she did. The perceptron of Part 3.1 would
# look for a line without a mistake, and no such line exists. What you want to learn from such notes is not an answer but a **probability**:
# in this state she pushes right four times out of five.
#
# The simplest model that returns a probability is **logistic regression**: a weighted sum of the inputs, sent through a sigmoid. It is
# also the simplest **policy** for an agent with two actions. What you derive here, the gradient "probability minus label, times input", is
# the very same gradient that moves the policies of Part 5.5.
#
# **After this part you can**
#
# - draw data of two classes for which the best probabilities are known exactly;
# - derive the gradient $X^\top (p - y) / n$ to the end, and compute it without autograd;
# - prove that the cost has only one valley, and choose a learning rate that is safe;
# - fit the same model by hand and with an optimiser of PyTorch, and compare them;
# - draw the regions of two classes so that they can be read without colour;
# - say what happens to the weights if a line separates the classes.
#
# **Builds on** Parts 1.6 (product of a matrix and a vector), 2.1 (gradient descent and curvature), 2.2 (autograd) and 2.3 (the cross-entropy of logits).
#
# **Time** about 35 minutes to read, 50 to work.
#
# **Sources** Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 5.7.1 and 6.2.2.2; Boyd and Vandenberghe, *Convex Optimization*
# (2004), sections 7.1.1 and 9.3; Soudry and others, *The Implicit Bias of Gradient Descent on Separable Data* (2018); Sutton and Barto,
# *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 13.3 and Exercise 13.5, for the logistic policy.

# %%
import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.figures import controls, plots
from torch import nn
from torch.nn import functional

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# There are $n$ **examples**. Row $i$ of the matrix $X$ holds the inputs $x_i$ of example $i$, with a constant 1 in front; the **label** $y_i$ is 1 or 0 and
# says to which of two **classes** it belongs. The model has a vector of weights $w$, and its first entry, which meets the constant 1, is the **bias**. The **logits** are
# $z = X w$, and the probabilities of class 1
#
# $$p_i = \sigma(z_i) = \frac{1}{1 + e^{-z_i}}, \qquad z_i = w \cdot x_i .$$
#
# Solved for $z$, this is $z = \log \frac{p}{1-p}$: a logit is the logarithm of the **odds**. The places where $p = \tfrac12$, that is, $w \cdot x = 0$, form the **decision boundary**, a line in the plane.
# On the one side of it we predict class 1, on the other class 0.
#
# **When is this model right?** Here is a world in which it is exactly right.
#
# **Lemma 1.** Class 1 is drawn with probability $\pi$. Features of class $k$ are normal around a mean $m_k$, each with the same spread $s$, independently. Then
# the probability of class 1, given the features $f$, is $\sigma(b + a \cdot f)$ with
#
# $$a = \frac{m_1 - m_0}{s^2}, \qquad b = \frac{\lVert m_0 \rVert^2 - \lVert m_1 \rVert^2}{2 s^2} + \log \frac{\pi}{1 - \pi} .$$
#
# *Proof.* By Bayes' rule the odds are the product of the prior odds $\pi / (1 - \pi)$ and the ratio of the two densities,
# $e^{-\lVert f - m_1 \rVert^2 / 2 s^2} / e^{-\lVert f - m_0 \rVert^2 / 2 s^2}$. Take logarithms. In $\lVert f - m_0 \rVert^2 - \lVert f - m_1 \rVert^2$ the
# two $\lVert f \rVert^2$ cancel, and $2\,(m_1 - m_0) \cdot f + \lVert m_0 \rVert^2 - \lVert m_1 \rVert^2$ is left. Divide by $2 s^2$. $\blacksquare$
#
# **The cost** is the mean cross-entropy of Part 2.3, $J(w) = \frac1n \sum_i \ell(z_i, y_i)$. There you proved that $d\ell / dz = \sigma(z) - y = p - y$.
#
# **Lemma 2** (the gradient). $\nabla J(w) = \frac1n X^\top (p - y)$.
#
# *Proof.* $z_i = \sum_j X_{ij} w_j$, so $\partial z_i / \partial w_j = X_{ij}$. By the chain rule
# $\partial J / \partial w_j = \frac1n \sum_i (p_i - y_i)\, X_{ij}$. That is entry $j$ of $\frac1n X^\top (p - y)$. $\blacksquare$
#
# **Lemma 3** (one valley). The matrix of second derivatives (the **Hessian**) is $H = \frac1n X^\top S X$, where $S$ is diagonal with the entries
# $p_i (1 - p_i)$. For every vector $v$,
#
# $$0 \;\le\; v^\top H v \;\le\; L\, \lVert v \rVert^2 \qquad \text{with } L = \tfrac{1}{4n}\, \lambda_{\max}(X^\top X) .$$
#
# So $H$ is positive semi-definite and $J$ is **convex**. If the gradient is zero at some $w$, then $J$ is nowhere smaller.
#
# *Proof.* The slope of the sigmoid is $e^{-z} / (1 + e^{-z})^2 = p\,(1 - p)$. Differentiate Lemma 2 once more:
# $\partial^2 J / \partial w_j \partial w_k = \frac1n \sum_i X_{ij}\, p_i (1 - p_i)\, X_{ik}$. So
# $v^\top H v = \frac1n \sum_i p_i (1 - p_i)\, (x_i \cdot v)^2$. Each term is at least 0, and as $p\,(1 - p) \le \tfrac14$ the sum is at most
# $\frac{1}{4n} \lVert X v \rVert^2 \le L \lVert v \rVert^2$. Along any straight line through $w$ the second derivative of $J$ is therefore never negative,
# and its slope never falls. If it is 0 at $w$, then $J$ does not fall to either side. $\blacksquare$
#
# **Lemma 4** (a safe learning rate). One step with the rate $1/L$ lowers the cost by at least $\lVert \nabla J \rVert^2 / (2L)$.
#
# *Proof.* Let $g = \nabla J(w)$ and go along $f(t) = J(w - t g / L)$ from $t = 0$ to 1. The slope at the start is $f'(0) = -\lVert g \rVert^2 / L$, and by
# Lemma 3 the curvature is at most $L \lVert g / L \rVert^2 = \lVert g \rVert^2 / L$. By Taylor,
# $f(1) \le f(0) - \lVert g \rVert^2 / L + \tfrac12 \lVert g \rVert^2 / L$. $\blacksquare$
#
# The data are **separable** if some vector $v$ has $v \cdot x_i > 0$ for each example of class 1, and $v \cdot x_i < 0$ for each of class 0.
#
# **Lemma 5** (separable data). Then the cost has no smallest value, and with the rate $1/L$ the norm of the weights grows beyond all bounds.
#
# *Proof.* Let $m > 0$ be the smallest $\lvert v \cdot x_i \rvert$. At $w = c\,v$ no loss is larger than $\log(1 + e^{-c m})$, which goes to 0 as
# $c$ grows. But a loss is never 0, so $J(w) > 0$ everywhere, and no $w$ is a minimum. Now the descent. By Lemma 4 the squares of all gradients together
# are at most $2 L\, J(0)$, so the gradients go to 0. If the weights returned infinitely often to some ball, then some of these visits would pile up at a point
# of it, where the gradient is 0. By Lemma 3 that would be a minimum, and there is none. $\blacksquare$
#
# In pseudocode:
#
# ```text
# Logistic regression
# 1  w ← 0
# 2  repeat at most T times:
# 3      p ← σ(X w)
# 4      g ← Xᵀ (p - y) / n
# 5      stop if no entry of g is larger than ε in absolute value
# 6      w ← w - η g
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $f$ | features | `features[i]` | `features`: `(n, d)` | `float64` |
# | $X$ | inputs: 1 in front, then the features | `inputs` | `(n, d + 1)` | `float64` |
# | $y$ | labels, 0 or 1 | `labels` | `(n,)` | `float64` |
# | $m_k$, $s$, $\pi$ | mean of class $k$, spread, probability of class 1 | `means[k]`, `spread`, `prior` | `means`: `(2, d)` | `float64`, `float` |
# | $w$ | weights, the bias first | `weights` | `(d + 1,)` | `float64` |
# | $z$, $p$ | logits, probabilities of class 1 | `inputs @ weights`, its `sigmoid()` | `(n,)` | `float64` |
# | $J$, $\nabla J$ | cost and gradient | `cost`, `gradient` | `()`, `(d + 1,)` | `float64` |
# | $H$, $L$ | Hessian, bound on the curvature | `hessian(...)`, `curvature_bound(...)` | `(d + 1, d + 1)`, number | `float64`, `float` |
# | $\eta$, $\varepsilon$, $T$ | learning rate, tolerance, most steps | `learning_rate`, `tolerance`, `max_steps` | numbers | `float`, `float`, `int` |

# %% [markdown]
# ## Exercise 1: data of two classes
#
# *Easy, about 8 minutes.* Draw $n$ examples of the world of Lemma 1, independently for each example:
#
# - its label is 1 with the probability `prior`, and otherwise 0;
# - each of its features is the entry of the mean of **its** class, plus `spread` times a standard normal number of its own.
#
# All random numbers come from the given generator, from where it stands: do not seed it, and make no other. Both results are new tensors. For a spread of 0 the features are the means themselves: with `means = [[-1, 0], [1, 1]]`, the
# features of an example of class 1 are then `[1, 1]`.
#
# <details><summary>Hint</summary>
#
# `torch.rand` draws numbers from 0 up to but not including 1, and a share of `prior` of them is below `prior`. `torch.randn` draws standard normal numbers. Both take
# `generator=` and `dtype=`. A tensor of whole numbers picks rows: `means[labels.long()]` has the shape `(n, d)`.
#
# </details>


# %%
def check_draw(found: object, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Check types and shapes of drawn data, and return them. (The tests call it.)"""
    thought = "Two tensors in double precision: a row and a label for each example."
    pair = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(pair), 2, thought=thought)
    features = checks.tensor(
        "the features", pair[0], shape=(n, d), dtype=torch.float64, thought=thought
    )
    labels = checks.tensor(
        "the labels", pair[1], shape=(n,), dtype=torch.float64, thought=thought
    )
    numbers = checks.to_array(labels)
    checks.true(
        "each label is 0 or 1",
        bool(((numbers == 0) | (numbers == 1)).all()),
        thought="A label is 1.0 or 0.0.",
    )
    return checks.to_array(features), numbers


# %% exercise="draw_classes" task=1
def draw_classes(
    n: int,
    prior: float,
    means: torch.Tensor,
    spread: float,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw features and labels of two classes, normal around their means.

    Args:
        n: Number of examples, at least 0.
        prior: Probability of class 1, from 0 to 1.
        means: Row k is the mean of class k, shape ``[2, d]``, float64, on the CPU.
        spread: Standard deviation of each feature around its mean, at least 0.
        generator: Draws all random numbers, on the CPU.

    Returns:
        Features, shape ``[n, d]``, and labels, 0.0 or 1.0, shape ``[n]``; float64,
        new ones.
    """
    # BEGIN SOLUTION
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    shape = (n, means.shape[1])
    noise = torch.randn(shape, generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels.double()
    # END SOLUTION


# %% test="draw_classes" points=1
def test_draw_classes() -> None:
    means = torch.tensor([[-1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
    generator = torch.Generator().manual_seed(1)
    with checks.unchanged(means=means):
        found = checks.attempt(draw_classes, 50, 0.5, means, 0.0, generator)
    features, labels = check_draw(found, 50, 2)
    checks.true(
        "both labels among 50 examples with prior 0.5",
        0 < labels.sum() < 50,
        thought="Each example draws its own label.",
    )
    checks.close(
        "the features without a spread",
        features,
        [[1.0, 1.0] if label == 1 else [-1.0, 0.0] for label in labels],
        thought="They are the mean of the class that the label names.",
    )
    found = checks.attempt(draw_classes, 4000, 0.25, means, 2.0, generator)
    features, labels = check_draw(found, 4000, 2)
    checks.close(
        "the share of ones among 4000 with prior 0.25",
        labels.mean(),
        0.25,
        thought="A number from 0 to 1 is below 0.25 a quarter of the time.",
        atol=0.035,
    )
    checks.close(
        "the spread of the features of class 0",
        features[labels == 0].std(axis=0),
        [2.0, 2.0],
        thought="Standard normal numbers times 2.",
        atol=0.15,
    )


# %% hidden="draw_classes" points=2
def hidden_draw_classes() -> None:
    rng = np.random.default_rng(261)
    for n, d, prior, spread in (
        (0, 2, 0.5, 1.0),
        (1, 3, 0.5, 1.0),
        (7, 1, 0.0, 0.5),
        (9, 2, 1.0, 0.0),
        (20_000, 1, 0.1, 3.0),
        (20_000, 2, 0.004, 1.0),  # rare: whole percents are too coarse
        (20_000, 1, 0.996, 2.0),
        (20_000, 2, 0.7, 1e-3),
        (20_000, 4, 0.5, 40.0),
    ):
        m = rng.normal(size=(2, d)) * 5
        means = torch.from_numpy(m)
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        with checks.unchanged(means=means):
            found = checks.attempt(draw_classes, n, prior, means, spread, generator)
        features, labels = check_draw(found, n, d)
        if prior in (0.0, 1.0):
            checks.true(
                "labels that are certain",
                bool((labels == prior).all()),
                thought="What does a prior say that leaves no doubt?",
            )
        noise = features - np.array([m[int(label)] for label in labels]).reshape(n, d)
        if spread == 0:
            thought = (
                "Without a spread, are the features the means, to the last digits?"
            )
            checks.close("no spread", noise, 0 * noise, thought=thought, atol=1e-12)
        if n < 100:
            continue
        error = 5 / math.sqrt(n)  # five standard errors of a unit spread
        checks.close(
            "the share of class 1",
            labels.mean(),
            prior,
            thought="Is a label 1 with the probability that is asked for?",
            atol=error * math.sqrt(prior * (1 - prior)),
        )
        centred = labels - labels.mean()
        rare = min(prior, 1 - prior) < 0.05  # too few of them to tell an order
        first, second = np.split(centred, 2)
        for one, other in (
            (centred[1:], centred[:-1]),
            (first, second),
            (first, second[::-1]),
        ):
            checks.true(
                "labels in no order",
                rare
                or abs(np.mean(one * other)) < 5 / math.sqrt(len(one)) * centred.var(),
                thought="Does each example draw its label by itself?",
            )
        unit = noise / spread
        for k in (0, 1):
            own = unit[labels == k]
            near = 5 / math.sqrt(len(own))
            checks.close(
                "the noise of a class",
                own.mean(axis=0),
                np.zeros(d),
                thought="Does each class lie around its own mean?",
                atol=near,
            )
            checks.close(
                "the covariance of the noise",
                own.T @ own / len(own),
                np.eye(d),
                thought="Is there noise of its own, of the right spread, everywhere?",
                atol=1.5 * near,
            )
        for size in (0.3, 1.0, 2.0, 3.0):
            share = math.erf(size / math.sqrt(2))
            checks.close(
                "how much of the noise is how small",
                np.mean(np.abs(unit) < size, axis=0),
                np.full(d, share),
                thought="Is the noise normal, also far out?",
                atol=error * math.sqrt(share * (1 - share)),
            )
        checks.true(
            "noise without repetition",
            len(np.unique(np.abs(unit).round(9))) > 0.98 * unit.size,
            thought="Does each feature draw noise of its own, sign and size?",
        )
    thought = "Do the numbers come from the given generator itself, unseeded?"
    checks.makes_no_generator(draw_classes, thought=thought)
    generator = torch.Generator().manual_seed(266)
    one, other = checks.each(draw_classes, [(40, 0.5, means, 1.0, generator)] * 2)
    checks.true(
        "two draws in a row that differ",
        not np.array_equal(checks.to_array(one[0]), checks.to_array(other[0])),
        thought="Does a draw begin where the one before has left the generator?",
    )
    checks.draws_only_from_its_generator(
        lambda generator: checks.attempt(
            draw_classes, 6, 0.5, torch.zeros(2, 2).double(), 1.0, generator
        ),
        kind="torch",
        thought="Do all random numbers come from the generator, and none from others?",
    )
    counts = {
        float(found[1].sum())
        for found in checks.each(
            draw_classes,
            [
                (400, 0.5, means, 1.0, torch.Generator().manual_seed(seed))
                for seed in range(8)
            ],
        )
    }
    checks.true(
        "the number of ones differs from draw to draw",
        len(counts) > 1,
        thought="Is each label drawn by itself, or is their number fixed?",
    )
    thought = "Do two draws, or a draw and the means, share their memory?"
    checks.true(
        "new tensors",
        checks.returns_new_tensors(draw_classes, 5, 1.0, means[:, :2], 0.0, generator),
        thought=thought,
    )


# %% [markdown]
# In this world the best probabilities are known: Lemma 1 gives the weights. Do they tell the truth? Draw 20,000 examples, sort them into bins by
# their exact logit, and count how many of each bin have the label 1. **Predict**: of all examples with a logit near $-1$, which share has the
# label 1? (This cell needs Exercise 1.)


# %%
class World(NamedTuple):
    """Two classes as in Lemma 1."""

    prior: float
    """Probability of class 1."""
    means: torch.Tensor
    """Shape ``[2, d]``, float64."""
    spread: float


TWO_CLOUDS = World(0.4, torch.tensor([[-1.0, 0.0], [1.0, 1.0]]).double(), 1.0)


def with_ones(features: torch.Tensor) -> torch.Tensor:
    """Return features of shape ``[n, d]`` with a 1 in front, ``[n, d + 1]``."""
    return torch.cat([torch.ones_like(features[:, :1]), features], dim=1)


def exact_weights(world: World) -> torch.Tensor:
    """Return the weights of Lemma 1, the bias first, shape ``[d + 1]``, float64."""
    prior, (m0, m1), spread = world
    odds = math.log(prior / (1 - prior))
    bias = (m0 @ m0 - m1 @ m1) / (2 * spread**2) + odds
    return torch.cat([bias[None], (m1 - m0) / spread**2])


# %% tags=["demo", "nbval-check-output"]
def show_bins(n: int, seed: int) -> None:
    """Print the share of ones in bins of the exact logit, against the sigmoid."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes(n, *TWO_CLOUDS, generator)
    logits = with_ones(features) @ exact_weights(TWO_CLOUDS)
    for low in (-4.5, -2.5, -1.5, -0.5, 0.5, 1.5, 3.5):
        own = (logits >= low) & (logits < low + 1)
        count = int(own.sum())
        p, share = logits[own].sigmoid().mean().item(), labels[own].mean().item()
        print(f"logit {low:4} to {low + 1:4}: {count:4} examples,", end=" ")
        print(f"mean probability {p:.3f}, share of ones {share:.3f}")
        assert abs(share - p) < 4.5 * math.sqrt(p * (1 - p) / count)


with checks.demonstration():
    print("exact weights", [round(w, 3) for w in exact_weights(TWO_CLOUDS).tolist()])
    show_bins(20_000, seed=26)

# %% [markdown]
# What to see: in each bin the share agrees with the sigmoid, up to the luck of the draw (the cell allows 4.5 standard errors). A logit near
# $-1$ means odds of $e^{-1}$ to 1, or about 0.27. So a probability is a promise that can be checked: among all cases of "0.27", some 27 of 100 must be ones.
#
# ## Exercise 2: cost and gradient
#
# *Medium, about 12 minutes.* Return the mean cross-entropy $J$ of the logits $Xw$, and its gradient by Lemma 2.
#
# - Both must be right for logits of any size. The tests go to $\pm 10{,}000$. In float64 they forgive an error of $10^{-12}$ plus $10^{-9}$ of the number's size, in float32 of $10^{-4}$ plus
#   $10^{-3}$ of it. For the cost, use PyTorch's loss **of logits** (Part 2.3), or any other form that is as stable.
# - The gradient comes from the formula, with your own code: no `backward`, nothing from `torch.autograd` or `torch.func`, no finite differences. The tests run with autograd switched off.
# - Both results are new tensors in the dtype of the weights.
#
# For the inputs $(1, 2)$ and $(1, -2)$ with the labels 1 and 0, at $w = (0, 0)$, both probabilities are 0.5. So the cost is $\log 2 = 0.6931$ and the gradient
# $\frac12 \bigl(-0.5 \cdot (1, 2) + 0.5 \cdot (1, -2)\bigr) = (0, -1)$.
#
# <details><summary>Hint</summary>
#
# `functional.binary_cross_entropy_with_logits(logits, labels)` is a mean already. `inputs.T @ errors` sums over the examples.
#
# </details>


# %%
def check_cost(found: object, d: int, dtype: torch.dtype) -> tuple[object, object]:
    """Check types and shapes of a cost and a gradient. (The tests call it.)"""
    thought = "Two tensors: a cost without axes, and a gradient like the weights."
    pair = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(pair), 2, thought=thought)
    cost = checks.tensor("the cost", pair[0], shape=(), dtype=dtype, thought=thought)
    slope = checks.tensor(
        "the gradient", pair[1], shape=(d,), dtype=dtype, thought=thought
    )
    return cost, slope


def is_by_formula(answer: object) -> bool:
    """Whether an answer keeps autograd off. (Tests run it in inference mode, too.)"""
    words = checks.names_in(answer) | checks.constants_in(answer)
    switches = {"requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"}
    banned = switches | {"backward", "autograd"}
    return banned.isdisjoint(words)


# %% exercise="cost_and_gradient" task=2 forbid="torch.autograd torch.func functorch scipy.optimize"
def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the cost of logistic regression, and its gradient w.r.t. the weights.

    Args:
        weights: The bias first, shape ``[d]``, float32 or float64, on the CPU.
        inputs: Examples with a 1 in front, shape ``[n, d]``, same dtype, n at least 1.
        labels: 0.0 or 1.0 for each, shape ``[n]``, same dtype.

    Returns:
        The mean cross-entropy, shape ``[]``, and the gradient, shape ``[d]``; new
        tensors in the dtype of the weights.
    """
    # BEGIN SOLUTION
    logits = inputs @ weights  # [n]
    cost = functional.binary_cross_entropy_with_logits(logits, labels)
    errors = logits.sigmoid() - labels  # [n]
    return cost, inputs.T @ errors / len(labels)
    # END SOLUTION


# %% test="cost_and_gradient" points=1
def test_cost_and_gradient() -> None:
    checks.true(
        "the gradient comes from the formula",
        is_by_formula(cost_and_gradient),
        thought="No backward: the errors p - y, and a product with the inputs.",
    )
    two = [[1.0, 2.0], [1.0, -2.0]]
    for numbers, rows, given, cost, gradient, thought in (
        ([0, 0], two, [1, 0], 0.6931472, [0, -1], "The example of the statement."),
        ([0, 1], two, [1, 0], 0.1269280, [0, -0.2384058], "p is 0.881 and 0.119."),
        ([0, 1], two, [0, 1], 2.1269280, [0, 1.7615942], "Sure, and wrong twice."),
        ([1, 0], [[1, 3]], [1], 0.3132617, [-0.2689414, -0.8068243], "One example."),
        ([0, 500], two, [1, 0], 0.0, [0, 0], "Logits of 1000 and -1000, both right."),
        ([0, 500], two, [0, 0], 500.0, [0.5, 1], "A logit of 1000 that is wrong."),
    ):
        weights = torch.tensor(numbers, dtype=torch.float64)
        inputs = torch.tensor(rows, dtype=torch.float64)
        labels = torch.tensor(given, dtype=torch.float64)
        given_ones = {"weights": weights, "inputs": inputs, "labels": labels}
        with checks.unchanged(**given_ones), torch.inference_mode():
            found = checks.attempt(cost_and_gradient, weights, inputs, labels)
        found_cost, found_slope = check_cost(found, 2, torch.float64)
        what = f"w = {numbers}, inputs {rows}, labels {given}"
        checks.close(f"the cost at {what}", found_cost, cost, thought=thought)
        checks.close(f"the gradient at {what}", found_slope, gradient, thought=thought)


# %% hidden="cost_and_gradient" points=2
def hidden_cost_and_gradient() -> None:
    checks.true(
        "the gradient comes from the formula",
        is_by_formula(cost_and_gradient),
        thought="Does your own code compute the gradient?",
    )
    rng = np.random.default_rng(262)
    for n, d in (
        (1, 1),
        (1, 4),
        (2, 2),
        (5, 3),
        (3, 5),
        (40, 2),
        (30, 80),
        (10_000, 3),
    ):
        for scale in (1e-3, 1.0, 30.0, 3000.0):
            x = rng.normal(size=(n, d))
            x[:, 0] = 1
            if n == 5:
                x[3:] = x[:2]  # the same inputs again: they count again
            w = rng.normal(size=d)
            w *= scale / np.abs(x @ w).max()
            y = rng.integers(0, 2, size=n)
            if n > 4 and scale == 3000.0:
                w *= 10_000 / 3000
            for dtype, rtol in ((torch.float64, 1e-9), (torch.float32, 1e-3)):
                weights, inputs, labels = (
                    torch.tensor(one).to(dtype) for one in (w, x, y)
                )
                given = {"weights": weights, "inputs": inputs, "labels": labels}
                with checks.unchanged(**given), torch.inference_mode():
                    found = checks.attempt(cost_and_gradient, weights, inputs, labels)
                cost, slope = check_cost(found, d, dtype)
                # Written another way: with signs in place of labels.
                rows, signs = inputs.double().numpy(), 2.0 * y - 1
                against = -signs * (rows @ weights.double().numpy())
                wrong = np.exp(-np.logaddexp(0.0, -against))  # 1 - p of what happened
                checks.close(
                    "the cost",
                    cost,
                    np.mean(np.logaddexp(0.0, against)),
                    thought="Is it the mean over the examples, for logits of any size?",
                    rtol=rtol,
                    atol=1e-12 if dtype == torch.float64 else 1e-4,
                )
                checks.close(
                    "the gradient",
                    slope,
                    np.mean(-(signs * wrong)[:, None] * rows, axis=0),
                    thought="Is it the mean of p - y times inputs, whatever the shape?",
                    rtol=rtol,
                    atol=1e-12 if dtype == torch.float64 else 1e-4,
                )
    ones = torch.ones(2, 2, dtype=torch.float64)
    checks.true(
        "new tensors",
        checks.returns_new_tensors(cost_and_gradient, ones[0], ones, ones[1]),
        thought="Does a result share its memory with another one?",
    )
    weights, inputs = torch.zeros(1).double(), torch.ones(1, 1).double()
    labels = torch.ones(1).double()
    for slope in (-0.5, -1.0, -1.5):  # the same tensors, with other numbers in them
        found = checks.attempt(cost_and_gradient, weights, inputs, labels)
        thought = "Does each call look at the numbers that it is given?"
        checks.close("the gradient", found[1], [slope], thought=thought, rtol=1e-9)
        inputs += 1.0


# %% [markdown]
# The gradient at 20 random weights, held against autograd; and the Hessian of Lemma 3, held against the differences of two gradients (Part 2.2). Its smallest
# eigenvalue must never be negative, its largest never above $L$. (This cell needs Exercises 1 and 2.)


# %%
def hessian(weights: torch.Tensor, inputs: torch.Tensor) -> torch.Tensor:
    """Return the Hessian of the cost, shape ``[d, d]``; labels play no part in it."""
    p = (inputs @ weights).sigmoid()
    return inputs.T @ ((p * (1 - p))[:, None] * inputs) / len(inputs)


def curvature_bound(inputs: torch.Tensor) -> float:
    """Return L of Lemma 3: no curvature of the cost is larger, at any weights."""
    return torch.linalg.eigvalsh(inputs.T @ inputs)[-1].item() / (4 * len(inputs))


# %% tags=["demo"]
def show_derivatives(n_weights: int, seed: int) -> None:
    """Hold gradient and Hessian against autograd and differences; print extremes."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes(300, *TWO_CLOUDS, generator)
    inputs, lowest, highest = with_ones(features), math.inf, -math.inf
    bound = curvature_bound(inputs)
    for _ in range(n_weights):
        weights = 2 * torch.randn(3, generator=generator, dtype=torch.float64)
        cost, gradient = cost_and_gradient(weights, inputs, labels)
        leaf = weights.clone().requires_grad_()
        by_torch = functional.binary_cross_entropy_with_logits(inputs @ leaf, labels)
        by_torch.backward()
        assert leaf.grad is not None and torch.allclose(leaf.grad, gradient, rtol=1e-9)
        second = hessian(weights, inputs)
        for j, move in enumerate(1e-5 * torch.eye(3, dtype=torch.float64)):
            _, after = cost_and_gradient(weights + move, inputs, labels)
            _, before = cost_and_gradient(weights - move, inputs, labels)
            assert torch.allclose((after - before) / 2e-5, second[j], atol=1e-8)
        eigenvalues = torch.linalg.eigvalsh(second)
        lowest = min(lowest, eigenvalues[0].item())
        highest = max(highest, eigenvalues[-1].item())
        # Lemma 4: one step with the rate 1 / L.
        lower, _ = cost_and_gradient(weights - gradient / bound, inputs, labels)
        assert cost - lower >= gradient @ gradient / (2 * bound) - 1e-12
    print(
        f"{n_weights} weights: gradient and Hessian agree; the eigenvalues of", end=" "
    )
    print(f"the Hessian lie from {lowest:.5f} to {highest:.3f}, L is {bound:.3f}")
    assert lowest >= 0 and highest <= bound


with checks.demonstration():
    show_derivatives(20, seed=27)

# %% [markdown]
# What to see: all agree, and the cell also asserts Lemma 4 at each of the 20 places. The curvature is never negative.
#
# Would the squared error of the **probability**, $(p - y)^2$, do as well? It looks simpler. Here are both for one example with the label 1, against its logit.
# **Predict**: in which direction does each push a logit of $-10$, and how hard?


# %% tags=["demo"] alt="Two losses for the label 1 against the logit from -10 to 6. The cross-entropy falls in a straight line with slope -1 on the left and flattens to 0 on the right; it bends upwards everywhere. The squared error of the probability is flat at 1 on the left, falls around 0 and is flat at 0 on the right: it bends downwards left of about -0.7."
def two_losses_figure() -> Figure:
    """Draw the cross-entropy and the squared error of the probability, label 1."""
    z = np.linspace(-10, 6, 401)
    p = 1 / (1 + np.exp(-z))
    losses = {"cross-entropy": np.logaddexp(0, -z), "squared error": (p - 1) ** 2}
    figure, axes = plt.subplots(figsize=(6.4, 3.2))
    for name, loss in losses.items():
        axes.plot(z, loss, label=name)
    bends = {name: np.diff(loss, 2) for name, loss in losses.items()}
    assert bends["cross-entropy"].min() > 0
    place = z[1:-1][bends["squared error"] < -1e-9].max()
    # The second derivative of (1 - p)^2 is zero where p = 1/3, at z = -log 2.
    assert abs(place + math.log(2)) < 0.1
    axes.axvline(-math.log(2), color="grey", linewidth=1, linestyle="--")
    axes.set(xlabel="logit $z$", ylabel="loss for the label 1")
    axes.legend()
    slope = 2 * (p[0] - 1) * p[0] * (1 - p[0])
    print(f"slopes at z = -10: {p[0] - 1:.5f} and {slope:.5f}")
    assert abs(p[0] - 1) > 0.99 and abs(slope) < 1e-3
    return figure


two_losses_figure()
plt.show()

# %% [markdown]
# What to see: at $-10$ the model is as wrong as can be. The cross-entropy pushes with its full strength of 1. The squared error pushes with $-0.00009$: its slope is
# $2\,(p - 1)\,p\,(1 - p)$, and the factor $p$ is nearly 0. Left of the dashed line (at $z = -\log 2$, where $p = \tfrac13$) it bends downwards: it is not convex, and Lemma 3 is lost.
# So classification uses the cross-entropy.
#
# ## Exercise 3: fit it from scratch
#
# *Medium, about 10 minutes.* Run the gradient descent of the pseudocode, beginning with zeros. Before each step look at the gradient: **stop** as soon as
# none of its entries is larger than `tolerance` in absolute value. Make at most `max_steps` steps, each with the given rate, even where it is so large that the cost rises. Return the weights at the end (a new tensor), and how many
# steps were made (an `int`). How you compute the gradient is up to you, but it must again be right for logits of any size.
#
# For the two examples of Exercise 2 the first gradient is $(0, -1)$. With a rate of 1 and `max_steps = 1` the result is the weights $(0, 1)$ and 1 step. With a tolerance of 1 it is
# $(0, 0)$ and 0 steps.
#
# <details><summary>Hint</summary>
#
# `gradient.abs().max()` is the largest absolute value of an entry. A `for` loop over `range(max_steps)` can return from its middle. `torch.zeros_like(inputs[0])` has the right shape and dtype.
#
# </details>


# %%
def check_fit(
    found: object, weights: Sequence[float], n_steps: int, thought: str
) -> None:
    """Check what a fit returned. (The tests call it.)"""
    kind = "Two things: a tensor like the inputs, and a whole number of steps."
    pair = checks.instance("the result", found, tuple, thought=kind)
    checks.equal("the number of results", len(pair), 2, thought=kind)
    shape = (len(weights),)
    tensor = checks.tensor(
        "the weights", pair[0], shape=shape, dtype=torch.float64, thought=kind
    )
    count = checks.instance("the number of steps", pair[1], int, thought=kind)
    checks.equal("the number of steps", count, n_steps, thought=thought)
    checks.close("the weights", tensor, weights, thought=thought, rtol=1e-7, atol=1e-9)


# %% exercise="fit" task=2
def fit(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    learning_rate: float,
    tolerance: float,
    max_steps: int,
) -> tuple[torch.Tensor, int]:
    """Fit logistic regression by gradient descent on all examples, from zeros.

    Args:
        inputs: Examples with a 1 in front, shape ``[n, d]``, float64, on the CPU;
            n is at least 1.
        labels: 0.0 or 1.0 for each, shape ``[n]``, float64.
        learning_rate: Step size, above 0.
        tolerance: Where the largest absolute value in the gradient is small enough, at
            least 0.
        max_steps: Largest number of steps, at least 0.

    Returns:
        The weights at the end, shape ``[d]``, float64, and the number of steps.
    """
    # BEGIN SOLUTION
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps
    # END SOLUTION


# %% test="fit" points=1
def test_fit() -> None:
    inputs = torch.tensor([[1.0, 2.0], [1.0, -2.0]], dtype=torch.float64)
    labels = torch.tensor([1.0, 0.0], dtype=torch.float64)
    for rate, tolerance, max_steps, weights, n_steps, thought in (
        (1.0, 0.0, 0, [0, 0], 0, "No step at all."),
        (1.0, 0.0, 1, [0, 1], 1, "The first gradient is (0, -1): one step down."),
        (0.5, 0.0, 1, [0, 0.5], 1, "The learning rate is 0.5."),
        (1.0, 0.0, 2, [0, 1.2384058440442], 2, "The second gradient: (0, -0.238)."),
        (1.0, 1.0, 9, [0, 0], 0, "No entry is larger than 1: stop before a step."),
        (1.0, 0.5, 9, [0, 1], 1, "After one step no entry is larger than 0.5."),
    ):
        with checks.unchanged(inputs=inputs, labels=labels):
            found = checks.attempt(fit, inputs, labels, rate, tolerance, max_steps)
        check_fit(found, weights, n_steps, thought)


# %% hidden="fit" points=2
def hidden_fit() -> None:
    rng = np.random.default_rng(263)
    for n, d in ((1, 1), (6, 2), (9, 3), (200, 3), (25, 70)):
        for rate, tolerance, max_steps, size in (
            (0.7, 0.0, 7, 1.0),
            (0.3, 0.05, 500, 1.0),
            (1.5, 0.12, 3, 1.0),
            (0.4, 0.011, 60, 1.0),
            (1.0, 9.0, 4, 1.0),
            (1.0, 0.0, 0, 1.0),
            (50.0, 1e-3, 6, 30.0),  # too large a rate, logits of thousands
        ):
            x = size * (rng.normal(size=(n, d)) + 0.5)
            x[:, 0] = 1
            if n == 9:
                x[6:] = x[:3]  # the same inputs again: they count again
            y = rng.integers(0, 2, size=n).astype(float)
            w, n_steps = np.zeros(d), 0
            while n_steps < max_steps:
                slope = sum(
                    (math.exp(-np.logaddexp(0.0, -np.dot(row, w))) - label) * row
                    for row, label in zip(x, y, strict=True)
                ) / np.full(d, n)
                if max(abs(entry) for entry in slope) <= tolerance:
                    break
                w, n_steps = w - rate * slope, n_steps + 1
            inputs, labels = torch.from_numpy(x), torch.from_numpy(y)
            with checks.unchanged(inputs=inputs, labels=labels):
                found = checks.attempt(fit, inputs, labels, rate, tolerance, max_steps)
            check_fit(
                found,
                [float(entry) for entry in w],
                n_steps,
                "From zeros, each gradient looked at before its step, its largest "
                "absolute value held against the tolerance, the given rate in each "
                "step, at logits of any size, no step too many?",
            )
    balanced = torch.tensor([[1.0, 3.0], [1.0, 3.0]], dtype=torch.float64)
    labels = torch.tensor([1.0, 0.0], dtype=torch.float64)
    exact = "A gradient of zero is at most a tolerance of zero, is it not?"
    check_fit(checks.attempt(fit, balanced, labels, 1.0, 0.0, 9), [0, 0], 0, exact)
    checks.true(
        "new weights",
        checks.returns_new_tensors(fit, balanced, labels, 1.0, 0.0, 3),
        thought="Does each call begin with zeros of its own?",
    )
    for _ in range(2):  # the same tensors, with other numbers in them
        thought = "Does each call look at the numbers that it is given?"
        found = checks.attempt(fit, balanced, labels, 1.0, 0.0, 1)
        slope = np.mean((0.5 - labels.numpy())[:, None] * balanced.numpy(), axis=0)
        n_steps = int(slope.any())
        check_fit(found, [0.0 - float(entry) for entry in slope], n_steps, thought)
        labels += 1 - labels


# %% [markdown]
# Does the fit find the exact weights of Lemma 1? Not from few examples: with 100 the best weights **for these** are not the best for the world. Here are ten
# draws of each size, with the safe rate $1/L$. **Predict**: how much does the mean error shrink when there are a hundred times as many examples? (This cell needs Exercises 1 to 3.)


# %% tags=["demo"]
def mean_error(n: int, n_draws: int, generator: torch.Generator) -> float:
    """Fit several draws, print the mean distance to the exact weights, return it."""
    errors, steps = list[float](), list[int]()
    for _ in range(n_draws):
        features, labels = draw_classes(n, *TWO_CLOUDS, generator)
        inputs = with_ones(features)
        weights, n_steps = fit(
            inputs, labels, 1 / curvature_bound(inputs), 1e-5, 20_000
        )
        assert n_steps < 20_000  # the gradient is zero: by Lemma 3 a minimum
        errors.append((weights - exact_weights(TWO_CLOUDS)).norm().item())
        steps.append(n_steps)
    low, high = plots.mean_interval(errors)
    print(f"{n:6} examples: error {np.mean(errors):.3f}", end=" ")
    print(f"(95 % interval {low:.3f} to {high:.3f}, n = {n_draws})", end=", ")
    print(f"{min(steps)} to {max(steps)} steps")
    return float(np.mean(errors))


with checks.demonstration():
    fit_generator = torch.Generator().manual_seed(28)
    fit_errors = [mean_error(n, 10, fit_generator) for n in (100, 1000, 10_000)]
    print(f"the first is {fit_errors[0] / fit_errors[2]:.1f} times the last")
    assert fit_errors == sorted(fit_errors, reverse=True)
    assert 4 < fit_errors[0] / fit_errors[2] < 30

# %% [markdown]
# What to see: about ten times, for the error of a mean shrinks like $1 / \sqrt n$. The descent itself is not the limit: the gradient was zero each time (to $10^{-5}$), and by
# Lemma 3 no other weights have a smaller cost on these data. There is nothing to restart, and no lucky seed.
#
# ## Exercise 4: the same with an optimiser
#
# *Medium, about 8 minutes.* In PyTorch the model is a layer `nn.Linear(d, 1)`, which has its own bias (so the features need no 1 in front), and an optimiser makes the steps. Train a given model on
# all examples for `n_steps` steps, even where the cost rises. In each step: compute the mean cross-entropy of the model's logits, clear the old gradients, go backward, let the optimiser step. Return the costs as a new list of plain
# numbers: entry $k$ is the cost **before** step $k$.
#
# Mind the shapes: the model returns a column of shape `(n, 1)`, the labels have the shape `(n,)`. The parameters may still hold gradients of an earlier computation; they must not count. The given optimiser makes all
# steps, whatever its kind, and its state (such as momentum) is kept from one call to the next. The model may have more layers than one.
#
# With the features 2 and $-2$, the labels 1 and 0, a layer of zeros and `SGD` with a rate of 1, two steps return `[0.6931, 0.1269]`, and the weight is then 1.2384.
#
# <details><summary>Hint</summary>
#
# `model(features)[:, 0]` or `.squeeze(1)` has the shape `(n,)`. Then `optimiser.zero_grad()`, `cost.backward()`, `optimiser.step()`, and `cost.item()` for the list.
#
# </details>


# %% exercise="fit_by_optimiser" task=3
def fit_by_optimiser(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_steps: int,
) -> list[float]:
    """Train a model of logits on all examples, and return the costs.

    Args:
        model: Turns features into logits of shape ``[n, 1]``. It is trained in place.
            Its mode (for training or not) makes no difference: no need to set it.
        optimiser: Holds exactly the parameters of the model, in one group or several.
            Its ``step`` needs no argument.
        features: Shape ``[n, d]``, dtype of the model, n at least 1.
        labels: 0.0 or 1.0 for each, shape ``[n]``, same dtype.
        n_steps: Number of steps, at least 0.

    Returns:
        The mean cross-entropy before each step, plain numbers in a new list.
    """
    # BEGIN SOLUTION
    costs = list[float]()
    for _ in range(n_steps):
        logits = model(features)[:, 0]  # [n]
        cost = functional.binary_cross_entropy_with_logits(logits, labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
    # END SOLUTION


# %% test="fit_by_optimiser" points=1
def test_fit_by_optimiser() -> None:
    features = torch.tensor([[2.0], [-2.0]])
    labels = torch.tensor([1.0, 0.0])
    for n_steps, costs, weight, left_over in (
        (0, [], 0.0, 0.0),
        (1, [0.6931472], 1.0, 0.0),
        (2, [0.6931472, 0.1269280], 1.2384058, 0.0),
        (2, [0.6931472, 0.1269280], 1.2384058, 50.0),
    ):
        model = nn.Linear(1, 1)
        for parameter in model.parameters():
            nn.init.zeros_(parameter)
            parameter.grad = torch.full_like(parameter, left_over)
        optimiser = torch.optim.SGD(model.parameters(), lr=1.0)
        with checks.unchanged(features=features, labels=labels):
            found = checks.attempt(
                fit_by_optimiser, model, optimiser, features, labels, n_steps
            )
        thought = "A list of plain numbers: `.item()` makes one of a tensor."
        found = checks.instance("the costs", found, list, thought=thought)
        for cost in found:
            checks.number("each cost", cost, thought=thought)
        what = f"after {n_steps} steps"
        if left_over:
            what += " of a model with old gradients"
        checks.close(
            f"the costs {what}",
            found,
            costs,
            thought="The cost before each step. Are old gradients cleared?",
        )
        checks.close(
            f"the weight {what}",
            model.weight,
            [[weight]],
            thought="Logits of shape (n,)? Zero, backward, step, in this order?",
        )


# %% hidden="fit_by_optimiser" points=2
def hidden_fit_by_optimiser() -> None:
    rng = np.random.default_rng(264)
    for n, d, rate, momentum, n_steps, size in (
        (1, 1, 0.5, 0.0, 3, 1.0),
        (2, 3, 0.3, 0.9, 5, 1.0),
        (7, 2, 1.0, 0.0, 4, 1.0),
        (40, 5, 0.1, 0.5, 9, 1.0),
        (6, 70, 0.2, 0.0, 2, 1.0),
        (3, 1, 0.5, 0.0, 80, 1.0),
        (5, 2, 1e-6, 0.0, 3, 1000.0),
        (9, 2, 40.0, 0.0, 6, 1.0),  # too large a rate: the cost rises, and falls again
    ):
        x = size * rng.normal(size=(n, d))
        if n == 7:
            x[5:] = x[:2]  # the same features again: they count again
        y = rng.integers(0, 2, size=n).astype(float)
        w, b = rng.normal(size=d), float(rng.normal())
        if size > 1:  # huge logits, each of them wrong
            y = (x @ w + b < 0).astype(float)
        layer = nn.Linear(d, 1).double()
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(w)[None])
            layer.bias.fill_(b)
        model = nn.Sequential(layer) if n == 7 else layer
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 100.0)
        sgd = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
        costs, speed_w, speed_b = list[float](), np.zeros(d), 0.0
        for _ in range(n_steps):
            z = x @ w + b
            costs.append(float(np.mean(np.logaddexp(0.0, np.where(y == 1, -z, z)))))
            errors = np.exp(-np.logaddexp(0.0, -z)) - y
            speed_w = momentum * speed_w + errors @ x / n
            speed_b = momentum * speed_b + float(errors.mean())
            w, b = w - rate * speed_w, b - rate * speed_b
        features, labels = torch.from_numpy(x), torch.from_numpy(y)
        with checks.unchanged(features=features, labels=labels):
            found = checks.attempt(
                fit_by_optimiser, model, sgd, features, labels, n_steps
            )
        thought = "Is it a list of plain numbers, one for each step?"
        found = checks.instance("the costs", found, list, thought=thought)
        for cost in found:
            checks.number("each cost", cost, thought=thought)
        checks.close(
            "the costs",
            found,
            costs,
            thought="Is it the mean cross-entropy before each step, at any logits?",
            rtol=1e-9,
            atol=1e-12,
        )
        thought = "Whose steps are these: the optimiser's, from the newest gradient?"
        for what, parameter, wanted in (
            ("the weights", layer.weight, w[None]),
            ("the bias", layer.bias, [b]),
        ):
            checks.close(what, parameter, wanted, thought=thought, rtol=1e-9, atol=1e-9)
        again = checks.attempt(fit_by_optimiser, model, sgd, features, labels, 0)
        checks.equal("the costs of no steps", again, [], thought="No step, no cost?")
    # Two layers, in groups with rates of their own, and an optimiser with a memory.
    for make, option in (
        (torch.optim.Adam, {"betas": (0.5, 0.7)}),
        (torch.optim.RMSprop, {"alpha": 0.6}),
        (torch.optim.SGD, {"momentum": 0.8, "nesterov": True}),
    ):
        models, optimisers = list[nn.Sequential](), list[torch.optim.Optimizer]()
        for _ in range(2):
            layers = nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)
            models.append(nn.Sequential(*layers).double())
            slow = {"params": layers[0].parameters(), "lr": 0.03, **option}
            fast = {"params": layers[2].parameters(), "lr": 0.1, **option}
            optimisers.append(make([slow, fast], lr=0.5))
        (model, twin), (optimiser, other) = models, optimisers
        with torch.no_grad():
            for one, same in zip(model.parameters(), twin.parameters(), strict=True):
                one.copy_(torch.from_numpy(rng.normal(size=one.shape)))
                same.copy_(one)
                one.grad = torch.full_like(one, 100.0)
        features = torch.from_numpy(rng.normal(size=(6, 2)))
        labels = torch.from_numpy(rng.integers(0, 2, size=6).astype(float))
        costs = list[float]()
        for _ in range(5):
            against = (1 - 2 * labels) * twin(features)[:, 0]
            cost = torch.logaddexp(torch.zeros_like(against), against).mean()
            slopes = torch.autograd.grad(cost, list(twin.parameters()))
            for one, slope in zip(twin.parameters(), slopes, strict=True):
                one.grad = slope
            other.step()
            costs.append(cost.item())
        first, second = checks.each(
            fit_by_optimiser,
            [(model, optimiser, features, labels, n_steps) for n_steps in (3, 2)],
        )
        thought = "A new list each time? Does the given optimiser go on where it was?"
        checks.close("the first costs", first, costs[:3], thought=thought, rtol=1e-9)
        checks.close("the next costs", second, costs[3:], thought=thought, rtol=1e-9)
        thought = (
            "Each layer, at the rate of its group, from its newest gradient alone?"
        )
        for one, same in zip(model.parameters(), twin.parameters(), strict=True):
            checks.close("a layer", one, same, thought=thought, rtol=1e-9, atol=1e-9)


# %% [markdown]
# Compare. Four ways to the same minimum, on 500 examples, each from zeros: your `fit`; `SGD` with the same rate, which must make the same steps; `Adam`; and **Newton's method**, which
# divides by the curvature instead of a rate, $w \leftarrow w - H^{-1} \nabla J$. **Predict** the order in which they arrive. (This cell needs Exercises 1 to 4.)


# %% tags=["demo"] alt="Cost above its minimum, on a logarithmic scale, against the step. Newton's method falls to 1e-15 within 6 steps. SGD, the same as gradient descent by hand, falls in a straight line and gets there after 200 steps. Adam with a rate of 0.1 falls more slowly and in waves."
def newton_costs(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int
) -> tuple[torch.Tensor, list[float]]:
    """Return the weights of Newton's method after some steps, and the costs before."""
    weights, costs = torch.zeros_like(inputs[0]), list[float]()
    for _ in range(n_steps):
        cost, gradient = cost_and_gradient(weights, inputs, labels)
        costs.append(cost.item())
        weights = weights - torch.linalg.solve(hessian(weights, inputs), gradient)
    return weights, costs


def optimiser_costs(
    make: Callable[..., torch.optim.Optimizer],
    rate: float,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_steps: int,
) -> tuple[torch.Tensor, list[float]]:
    """Return weights (bias first) and costs of an optimiser that begins at zeros."""
    model = nn.Linear(features.shape[1], 1).double()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    optimiser = make(model.parameters(), lr=rate)
    costs = fit_by_optimiser(model, optimiser, features, labels, n_steps)
    return torch.cat([model.bias.detach(), model.weight.detach()[0]]), costs


def comparison_figure(seed: int, n_steps: int) -> Figure:
    """Draw the cost above the minimum for four ways to fit the same data."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes(500, *TWO_CLOUDS, generator)
    inputs = with_ones(features)
    rate = 1 / curvature_bound(inputs)
    best, newton = newton_costs(inputs, labels, 9)
    lowest, slope = cost_and_gradient(best, inputs, labels)
    assert slope.abs().max() < 1e-12
    by_hand, _ = fit(inputs, labels, rate, 0.0, n_steps)
    by_sgd, sgd = optimiser_costs(torch.optim.SGD, rate, features, labels, n_steps)
    _, adam = optimiser_costs(torch.optim.Adam, 0.1, features, labels, n_steps)
    assert torch.allclose(by_hand, by_sgd, rtol=1e-9, atol=1e-12)
    assert all(b <= a + 1e-15 for a, b in itertools.pairwise(sgd))  # Lemma 4
    figure, axes = plt.subplots(figsize=(6.8, 3.6))
    arrivals = dict[str, int]()
    runs = {"SGD = by hand": sgd, "Adam, rate 0.1": adam, "Newton": newton}
    for name, costs in runs.items():
        gaps = np.array(costs) - lowest.item()
        axes.semilogy(np.maximum(gaps, 1e-15), label=name)
        late = np.flatnonzero(gaps > 1e-6)
        arrivals[name] = int(late[-1]) + 1
        print(f"{name:14}: within 1e-6 of the smallest cost from step", end=" ")
        print(f"{arrivals[name]} on")
    assert (
        arrivals["Newton"]
        < 8
        < min(arrivals["SGD = by hand"], arrivals["Adam, rate 0.1"])
    )
    axes.set(xlabel="step", ylabel="cost above the minimum")
    axes.legend()
    return figure


with checks.demonstration():
    comparison_figure(seed=29, n_steps=300)
    plt.show()

# %% [markdown]
# What to see: `SGD` and your own code are one and the same (to nine digits, asserted), and their cost never rises, as Lemma 4 says. Adam gets by without any knowledge of $L$.
# Newton's method arrives in a handful of steps. But it solves a system of as many equations as there are weights in every step: fine for three, hopeless for the
# millions of a network.
#
# ## Exercise 5: the regions
#
# *Medium, about 12 minutes.* Draw the examples of the plane, entry 1 of the inputs along x and entry 2 along y (entry 0 is the constant 1 that meets the bias), and what the model makes of them, in one pair of axes:
#
# - the examples of each class as markers, with the name of the class in a legend: `names[0]` for the label 0, `names[1]` for the label 1. The two classes have different colours **and** markers of different shapes;
# - the decision boundary as one straight line, drawn with `axes.plot`, that reaches **at least** from the leftmost to the rightmost example;
# - in each of the two regions a text with the name of the class that is predicted **there**: the middle of the text lies in its region, and within the limits of the axes;
# - a title that says the accuracy, rounded and always with two decimals, as in `accuracy 0.75` or `accuracy 1.00`. The **accuracy** is the share of all examples whose predicted class is their label; class 1 is predicted where the logit is **0 or more**;
# - no example is cut off. Both axes have labels.
#
# Return the `Figure`, a new one at each call. For $w = (-1, 1, 1)$ the boundary is $-1 + x_1 + x_2 = 0$: at $x_1 = 1$ it passes through $x_2 = 0$. The point $(2, 2)$ lies in the region of class 1.
#
# <details><summary>Hint</summary>
#
# Where to put a text? Regions of a line are convex, so the mean of all examples that are **predicted** to be in a class lies in its region. `axes.text(x, y, name, ha="center", va="center")` puts
# the middle of a text at a place. Since a long line stretches the axes, set the limits from the examples: `axes.set_ylim`.
#
# </details>


# %%
def check_regions(
    figure: Figure,
    weights: torch.Tensor,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    names: tuple[str, str],
) -> None:
    """Check all that the picture of the regions must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    points, classes = np.array(inputs.tolist())[:, 1:], np.array(labels.tolist())
    w = weights.tolist()
    colours, places = {}, {}
    for label, name in enumerate(names):
        own = points[classes == label]
        colours[name] = checks.scatter(
            f"the examples of {name}",
            axes,
            own[:, 0],
            own[:, 1],
            name=name,
            joined=False,
            thought="Each example where it belongs, under the name of its own class.",
        ).colours
        places[name] = own[:, 0], own[:, 1]
    checks.told_apart("the classes", colours, thought="Two classes, two colours.")
    checks.shapes_told_apart(
        "the classes, for eyes that see no colours",
        axes,
        places,
        thought="Two classes, two markers: circles and squares, for example.",
    )
    reach = float(points[:, 0].min()), float(points[:, 0].max())
    checks.true(
        "a line on the decision boundary",
        any(checks.lies_on(one, w, reach) for one in checks.curves(axes)),
        thought="Straight, where the logit is zero, from first to last example.",
    )
    checks.in_view(
        "the examples",
        axes,
        x=points[:, 0],
        y=points[:, 1],
        thought="Do the limits of the axes cut an example off?",
    )
    texts = checks.texts_at(axes)
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    for label, name in enumerate(names):
        own_texts = [(x, y) for text, x, y in texts if checks.says(text, name)]
        checks.true(
            f"a text {name!r} in the axes",
            any(left <= x <= right and low <= y <= high for x, y in own_texts),
            thought="Each region carries the name of the class predicted there.",
        )
        sign = 1 if label else -1
        gaps = [sign * (w[0] + w[1] * x + w[2] * y) for x, y in own_texts]
        checks.true(
            f"the text {name!r} in its own region",
            min(gaps) >= -1e-9 * float(np.abs(points @ w[1:]).max()),
            thought="On which side of the boundary is this class predicted?",
        )
    right_ones = sum(
        (w[0] + w[1] * x + w[2] * y >= 0) == (label == 1)
        for (x, y), label in zip(points.tolist(), classes.tolist(), strict=True)
    )
    checks.title(
        "the title",
        axes,
        f"accuracy {right_ones / len(points):.2f}",
        thought="The share of examples that are predicted right, with two decimals.",
    )


# %% exercise="regions_figure" task=4
def regions_figure(
    weights: torch.Tensor,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    names: tuple[str, str],
) -> Figure:
    """Draw examples of two classes, the decision boundary, and its two regions.

    Args:
        weights: The bias and two weights, shape ``[3]``, float64; the last is not 0.
        inputs: Examples with a 1 in front, shape ``[n, 3]``, float64, at more than one
            x and more than one y. Several may be at the same place; their labels are
            then the same. Each class is predicted for at least two of them that are
            not at the same place. Each logit is either exactly 0, or so far from 0
            that rounding cannot change its sign.
        labels: 0.0 or 1.0 for each, shape ``[n]``, float64; both occur.
        names: The names of class 0 and of class 1, two different ones, of letters,
            digits and spaces.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        box = {"facecolor": "white", "alpha": 0.8}
        axes.text(x, y, name, ha="center", va="center", bbox=box)
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    title = f"accuracy {accuracy:.2f}"
    axes.set(ylim=limits, title=title, xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="regions_figure" points=1
def test_regions_figure() -> None:
    points = [[1.0, 0.0, 0.0], [1.0, 2.0, 2.0], [1.0, 2.5, 1.0], [1.0, -1.0, 0.5]]
    inputs = torch.tensor(points, dtype=torch.float64)
    for numbers, given, names in (
        ([-1, 1, 1], [0, 1, 1, 0], ("left", "right")),
        ([-1, 1, 1], [0, 1, 0, 0], ("safe", "falls")),
        ([1, -1, -1], [0, 1, 1, 1], ("cat", "dog")),
    ):
        weights = torch.tensor(numbers, dtype=torch.float64)
        labels = torch.tensor(given, dtype=torch.float64)
        figure = checks.figure_of(
            regions_figure,
            *(weights, inputs, labels, names),
            n_axes=1,
            thought="A figure with one pair of axes, both labelled.",
        )
        check_regions(figure, weights, inputs, labels, names)


# %% hidden="regions_figure" points=2
def hidden_regions_figure() -> None:
    rng = np.random.default_rng(265)
    for n, spread, centre, names, steep, far in (
        (6, 1.0, (0.0, 0.0), ("push left", "push right"), 1.0, 1.0),
        (39, 20.0, (-70.0, 3.0), ("stays up", "falls"), 5.0, 1.0),
        (41, 0.05, (2.0, -1.0), ("a", "b"), 0.1, 1.0),
        (150, 3.0, (0.0, 900.0), ("no", "yes"), 1.0, 1.0),
        (13, 1.0, (5.0, 5.0), ("class 1", "class 0"), 2.0, 1.0),
        (41, 1.0, (2.0, 7.0), ("left", "right"), 0.0, 1.0),  # a level boundary
        (39, 1.0, (0.0, 0.0), ("cat", "dog"), 0.0, 30.0),
        (41, 2.0, (0.0, 0.0), ("low", "high"), -1.0, 30.0),  # through the origin
    ):
        points = rng.uniform(-spread, spread, size=(n, 2))
        points[-1, 0] *= -far
        points[-2, 1] *= far
        points += centre
        w = np.append(0.0, rng.normal(size=2))
        w[1] *= steep
        w[2] = math.copysign(abs(w[2]) + 0.2, w[2])
        if any(centre):
            inside = np.median(points, axis=0) + 0.1 * spread * rng.normal(size=2)
            w[0] = -w[1:] @ inside
        w *= 10.0 ** rng.integers(-3, 4)
        above = points @ w[1:] + w[0] >= 0
        classes = np.where(rng.random(n) < 0.3, ~above, above).astype(float)
        classes[:2] = 0.0, 1.0
        inputs = torch.tensor(np.column_stack([np.ones(n), points]))
        arguments = torch.tensor(w), inputs, torch.tensor(classes), names
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="A new figure each time, one pair of labelled axes?",
        )
        check_regions(figure, *arguments)
    # Two long rows along the boundary: a lower or an upper median lies beyond it.
    x = np.linspace(-10, 10, 6)
    points = np.stack([np.tile(x, 2), np.append(-x + 0.3, -x - 0.3)], axis=1)
    inputs = torch.tensor(np.column_stack([np.ones(12), points]))
    weights = torch.tensor([0.0, 2.0, 2.0], dtype=torch.float64)
    labels = torch.tensor([1.0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0]).double()
    for sign in (1, -1):
        arguments = sign * weights, inputs, labels, ("up", "down")
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="Does each text lie in its region, however the examples lie?",
        )
        check_regions(figure, *arguments)
    # Exactly on the boundary, with both labels: class 1 is predicted.
    rows = [[1.0, 1, 1], [1, 2, 0], [1, 0, 2], [1, 3, 3], [1, 0, 0], [1, -1, 0]]
    inputs = torch.tensor([*rows, [1, 2, 1]], dtype=torch.float64)
    weights = torch.tensor([-2.0, 1.0, 1.0], dtype=torch.float64)
    labels = torch.tensor([1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0]).double()
    for given in (labels, 1 - labels):
        arguments = weights, inputs, given, ("cold", "warm")
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="What is predicted exactly on the boundary?",
        )
        check_regions(figure, *arguments)
    # Three examples at one place count three times.
    rows = [[1.0, 0, 0], [1, 2, 2], [1, 0, 0], [1, 3, 1], [1, -1, 1], [1, 0, 0]]
    inputs = torch.tensor(rows, dtype=torch.float64)
    labels = torch.tensor([0.0, 1.0, 0.0, 0.0, 0.0, 0.0]).double()
    for given in (labels, 1 - labels):
        arguments = weights, inputs, given, ("safe", "falls")
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="Does each example count, also where others are at its place?",
        )
        check_regions(figure, *arguments)


# %% [markdown]
# Your picture for 120 examples of the two clouds. The accuracy in the title is that on the data of the fit; the cell also prints that on 20,000 fresh examples, for the fitted and for the exact
# weights. (This cell needs Exercises 1 to 5.)


# %% tags=["demo"] alt="120 examples of two overlapping clouds, circles of class cold and squares of class warm. A line falls from upper left to lower right between them; a label in each region names the class predicted there, and the title says the accuracy."
def accuracy_of(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> float:
    """Return the share of examples that are predicted right."""
    return ((inputs @ weights >= 0) == (labels == 1)).double().mean().item()


def show_regions(seed: int) -> None:
    """Fit 120 examples, draw them, and print the accuracy on fresh ones."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes(120, *TWO_CLOUDS, generator)
    inputs = with_ones(features)
    weights, _ = fit(inputs, labels, 1 / curvature_bound(inputs), 1e-6, 20_000)
    regions_figure(weights, inputs, labels, ("cold", "warm"))
    plt.show()
    fresh, fresh_labels = draw_classes(20_000, *TWO_CLOUDS, generator)
    fresh = with_ones(fresh)
    fitted = accuracy_of(weights, fresh, fresh_labels)
    exact = exact_weights(TWO_CLOUDS)
    best = accuracy_of(exact, fresh, fresh_labels)
    p = (fresh @ exact).sigmoid()
    promised = torch.maximum(p, 1 - p).mean().item()
    print(f"on fresh examples: fitted {fitted:.3f}, exact {best:.3f}", end=", ")
    print(f"promised by the exact probabilities {promised:.3f}")
    assert abs(best - promised) < 0.015 and fitted < promised + 0.015


with checks.demonstration():
    show_regions(seed=30)

# %% [markdown]
# What to see: no rule can be right more often than the exact one, whose accuracy is the mean of $\max(p, 1 - p)$. Errors are left over, and they are in the world, not in the model.
#
# ## When a line separates the classes
#
# Now take data without any overlap. Lemma 5 says that there is no best $w$. **Predict**: what do accuracy, cost and the norm of the weights do over 10,000 steps? Then one label is
# flipped, so that no line separates them any more. (This cell needs Exercise 2.)


# %% tags=["demo"] alt="Norm of the weights against the step, both from 1 to 10,000, the steps on a logarithmic scale. On separable data the norm grows with every tenfold number of steps, to 19, and does not stop. With one label flipped it levels off at 4.5 after a hundred steps."
def draw_separable(n: int, generator: torch.Generator) -> list[torch.Tensor]:
    """Draw inputs and labels with a gap of 0.6 between the classes."""
    features = 2 * torch.rand(10 * n, 2, generator=generator, dtype=torch.float64) - 1
    side = features @ torch.tensor([0.6, 0.8], dtype=torch.float64)  # a unit vector
    kept = (side.abs() > 0.3).nonzero()[:n, 0]
    return [with_ones(features[kept]), (side[kept] > 0).double()]


def descent(
    inputs: torch.Tensor, labels: torch.Tensor, marks: list[int]
) -> dict[int, torch.Tensor]:
    """Descend from zeros at the rate 1 / L; return the weights after some steps."""
    rate = 1 / curvature_bound(inputs)
    weights, kept = torch.zeros_like(inputs[0]), dict[int, torch.Tensor]()
    for step in range(1, max(marks) + 1):
        weights = weights - rate * cost_and_gradient(weights, inputs, labels)[1]
        if step in marks:
            kept[step] = weights
    return kept


STEPS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]
"""After how many steps the weights are looked at."""


def separable_figure(runs: dict[str, dict[int, torch.Tensor]]) -> Figure:
    """Draw the norm of the weights against the step."""
    figure, axes = plt.subplots(figsize=(6.4, 3.4))
    for (name, kept), marker in zip(runs.items(), "os", strict=True):
        norms = [weights.norm().item() for weights in kept.values()]
        axes.semilogx(list(kept), norms, marker=marker, label=name)
    axes.set(xlabel="step", ylabel="norm of the weights")
    axes.legend()
    return figure


def show_separable(seed: int) -> dict[str, dict[int, torch.Tensor]]:
    """Descend on separable data, and with one label flipped; print and assert."""
    inputs, labels = draw_separable(40, torch.Generator().manual_seed(seed))
    runs = {"separable": descent(inputs, labels, STEPS)}
    surest = (inputs @ runs["separable"][100]).abs().argmax()
    one_lie = labels.clone()
    one_lie[surest] = 1 - one_lie[surest]
    runs["one label flipped"] = descent(inputs, one_lie, STEPS)
    data = {"separable": labels, "one label flipped": one_lie}
    for name, kept in runs.items():
        for step in (100, 1000, 10_000):
            cost = cost_and_gradient(kept[step], inputs, data[name])[0].item()
            accuracy = accuracy_of(kept[step], inputs, data[name])
            print(f"{name}, step {step:5}: norm {kept[step].norm():6.2f}", end=", ")
            print(f"cost {cost:.5f}, accuracy {accuracy:.3f}")
    near, mid, far = (runs["separable"][k].norm().item() for k in (100, 1000, 10_000))
    assert far > mid + 3 and 0.6 < (far - mid) / (mid - near) < 1.7
    assert accuracy_of(runs["separable"][100], inputs, labels) == 1.0
    kept = runs["one label flipped"]
    assert abs(kept[10_000].norm() - kept[1000].norm()) < 0.01
    return runs


with checks.demonstration():
    separable_runs = show_separable(seed=31)
    separable_figure(separable_runs)
    plt.show()

# %% [markdown]
# What to see: on separable data the accuracy is 1 early on, and still the descent goes on. Each tenfold number of steps adds about the same length to the weights: they grow like the logarithm of the
# number of steps, without end (Soudry and others prove the rate). Nothing is gained at the line itself. The model only becomes surer: it claims probabilities near 0 and 1
# that forty examples cannot support. **One** contradiction, and the weights come to rest.
#
# The slider shows it: the decision boundary hardly moves, while the band between $p = 0.1$ and $p = 0.9$ becomes narrower and narrower. (This cell needs Exercise 2.)


# %% tags=["demo"] alt="Forty examples in the plane, circles and squares, with a gap between them. After 10,000 steps three parallel lines, for probabilities of 0.1, 0.5 and 0.9, lie close together in the gap. The shade turns from dark to bright across them within a narrow band."
def shade(axes: Axes, weights: torch.Tensor) -> None:
    """Shade the square from -1 to 1 by the probability, with lines at 0.1, 0.5, 0.9."""
    side = torch.linspace(-1.05, 1.05, 120, dtype=torch.float64)
    x, y = torch.meshgrid(side, side, indexing="xy")
    p = (weights[0] + weights[1] * x + weights[2] * y).sigmoid()
    axes.pcolormesh(side, side, p, vmin=-1, vmax=1, cmap="Greys_r", shading="nearest")
    styles = ["--", "-", "-."]
    lines = axes.contour(
        side,
        side,
        p,
        levels=[0.1, 0.5, 0.9],
        colors=plots.PALETTE[1],
        linestyles=styles,
    )
    axes.clabel(lines, fmt="p = %.1f", fontsize=8)


def surer_figure(tens: int) -> Figure:
    """Draw the probabilities after 10 to the power of ``tens`` steps."""
    inputs, labels = draw_separable(40, torch.Generator().manual_seed(31))
    weights = separable_runs["separable"][10**tens]
    figure, axes = plt.subplots(figsize=(5.2, 4.8))
    shade(axes, weights)
    for label, (name, marker) in enumerate((("class 0", "o"), ("class 1", "s"))):
        _, x, y = inputs[labels == label].T
        colour = plots.PALETTE[4 if label else 0]
        axes.plot(x, y, marker, color=colour, mec="black", label=name)
    width = 2 * math.log(9) / weights[1:].norm().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", aspect="equal")
    axes.set_title(f"after {10**tens} steps: from 0.1 to 0.9 within {width:.2f}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2)
    return figure


with checks.demonstration():
    controls.interactive_figure(
        surer_figure, tens=controls.slider(0, 4, 1, 4, "10 to the power of ... steps")
    )

# %% [markdown]
# ## The driver, and what it has to do with a policy
#
# Back to the pole. Our driver pushes right with the probability $\sigma(\theta \cdot s)$, where $s$ holds position, velocity, angle and angular velocity, and
# $\theta = (1, 3, 10, 10)$. That is a **logistic policy**, $\pi(\text{right} \mid s) = \sigma(\theta \cdot s)$. We note ten of her episodes, divide each
# feature by its standard deviation, and fit. We do the same for her twin, who uses the same $\theta$ but never hesitates: she pushes right exactly if $\theta \cdot s > 0$. **Predict**: for which of the two do the weights
# come to rest? And how well does each pupil drive, if it pushes at random with the probabilities that it has learned? (This cell needs Exercises 2 and 3.)


# %% tags=["demo"]
DRIVER = np.array([0.0, 1.0, 3.0, 10.0, 10.0])
"""Bias, and weights of position, velocity, angle and angular velocity."""


def drive(
    weights: np.ndarray, n_episodes: int, rng: np.random.Generator, *, sure: bool
) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Drive CartPole-v1 by a logistic policy.

    Args:
        weights: Bias and four weights, shape ``[5]``.
        n_episodes: Number of episodes.
        rng: Draws the starts and the pushes.
        sure: Whether to take the more probable push always, instead of at random.

    Returns:
        The inputs (1, metres, metres per second, radians, radians per second), shape
        ``[n_steps, 5]``, the pushes (1 for right), and the return of each episode.
    """
    env = gym.make("CartPole-v1")
    seen, pushes, returns = list[np.ndarray](), list[int](), list[int]()
    for _ in range(n_episodes):
        observation, _ = env.reset(seed=int(rng.integers(2**31)))
        done, n_steps = False, 0
        while not done:
            x = np.append(1.0, observation)
            p = (1 + math.tanh(float(weights @ x) / 2)) / 2  # the sigmoid
            action = int(p > 0.5) if sure else int(rng.random() < p)
            seen.append(x)
            pushes.append(action)
            observation, _, terminated, truncated, _ = env.step(action)
            done, n_steps = terminated or truncated, n_steps + 1
        returns.append(n_steps)
    env.close()
    return np.array(seen), np.array(pushes, dtype=float), returns


class Pupil(NamedTuple):
    """What came of learning from one driver's notes."""

    distance: float
    """Between its weights and the driver's, as a share of the driver's norm."""
    norms: list[float]
    """Of the weights after 100, 1,000 and 5,000 steps."""
    accuracy: float
    """On fresh notes of the same driver."""
    best_accuracy: float
    """What the driver's own probabilities allow there."""
    returns: list[int]


def learn_from_notes(rng: np.random.Generator, *, sure: bool) -> Pupil:
    """Fit a logistic policy to ten episodes of a driver, and let it drive."""
    x, pushes, _ = drive(DRIVER, 10, rng, sure=sure)
    spreads = np.append(1.0, x[:, 1:].std(axis=0))
    chosen = rng.permutation(len(x))[:1000]
    inputs = torch.from_numpy(x[chosen] / spreads)
    labels = torch.from_numpy(pushes[chosen])
    marks = [100, 1000, 5000]
    kept = descent(inputs, labels, marks)
    own = kept[5000].numpy() / spreads  # for inputs in their own units
    true = DRIVER * spreads
    fresh, fresh_pushes, _ = drive(DRIVER, 3, rng, sure=sure)
    right = (fresh @ own > 0) == (fresh_pushes == 1)
    p = torch.tensor(fresh @ DRIVER).sigmoid().numpy()
    return Pupil(
        float(np.linalg.norm(own * spreads - true) / np.linalg.norm(true)),
        [kept[step].norm().item() for step in marks],
        float(right.mean()),
        1.0 if sure else float(np.maximum(p, 1 - p).mean()),
        drive(own, 3, rng, sure=False)[2],
    )


def show_pupils(n_pupils: int, seed: int) -> None:
    """Print how pupils of the hesitant and of the sure driver do."""
    rng = np.random.default_rng(seed)
    for name, sure in (("hesitant", False), ("sure", True)):
        pupils = [learn_from_notes(rng, sure=sure) for _ in range(n_pupils)]
        norms = np.array([one.norms for one in pupils])
        returns = np.mean([one.returns for one in pupils])
        accuracy = np.mean([one.accuracy for one in pupils])
        best = np.mean([one.best_accuracy for one in pupils])
        print(f"{name} driver, mean of {n_pupils} pupils: norms", end=" ")
        print(", ".join(f"{norm:.2f}" for norm in norms.mean(axis=0)), end="; ")
        print(f"accuracy {accuracy:.3f} of at most {best:.3f}", end="; ")
        print(f"mean return {returns:.0f} of 500")
        if sure:
            assert (norms[:, 2] > 1.2 * norms[:, 1]).all()
        else:
            distances = [one.distance for one in pupils]
            print(f"  distance to her weights: {np.mean(distances):.0%} of their norm")
            assert (np.abs(norms[:, 2] / norms[:, 1] - 1) < 0.02).all()
            assert np.mean(distances) < 0.3 and accuracy < best + 0.02
        assert returns > 300


with checks.demonstration():
    show_pupils(4, seed=32)

# %% [markdown]
# What to see: from the hesitant driver's notes one learns her **probabilities**: the weights come to rest near hers. The accuracy is low and cannot be higher, for
# the rest is her coin. The sure driver's notes are separable by her own weights, so by Lemma 5 there is no end: the pupil becomes surer and surer.
#
# Now look at the gradient once more. For one state and one action $a$ (1 for right, 0 for left), the loss is $-\log \pi(a \mid s)$, and by Lemma 2
#
# $$\nabla_w \log \pi(a \mid s) = (a - p)\, s .$$
#
# To imitate is to make steps along this vector, with the driver's actions. A reinforcement learner has no driver. It draws $a$ from **its own** $\pi$. Then the vector is 0 on average,
# $p\,(1 - p)\,s + (1 - p)\,(0 - p)\,s = 0$: to imitate oneself teaches nothing. But multiply it by the **return** that followed, and it teaches to do again what paid. This is REINFORCE
# (Part 5.5), and the logistic policy of this part is its smallest case.

# %% [markdown]
# ## Summary and outlook
#
# - **Logistic regression** turns a weighted sum into a probability. Its gradient is $X^\top (p - y) / n$: errors times inputs. It agreed with autograd at 20 places.
# - **One valley**: the Hessian $X^\top S X / n$ has no negative eigenvalue, so a gradient of zero is a minimum, and the rate $1/L$ never raises the cost. The squared error of a probability is not convex: at
#   a logit of $-10$ its slope was $-0.00009$, that of the cross-entropy $-1$.
# - **More data, better weights**: from 100 to 10,000 examples the mean distance to the exact weights fell from 0.61 to 0.06, a tenth.
# - **By hand and by optimiser**: `SGD` made the very same steps as your own loop. Within $10^{-6}$ of the smallest cost were Newton's method after 5 steps, `SGD` after 63, Adam after 116.
# - **Separable data** have no best weights: the norm was 8, 13 and 19 after 100, 1,000 and 10,000 steps, and the probabilities became ever surer. With one contradiction the norm came to rest at 4.5.
# - **A policy** with two actions is a logistic regression; the gradient of its log-probability is $(a - p)\,s$.
#
# **Where it leads**: Part 2.7 extends all of this to more than two classes, Part 2.8 builds a whole classifier, and Part 3.7 tames weights that grow. Part 5.5 turns the driver into a learner.
#
# **Further reading**: Boyd and Vandenberghe, section 9.3, on what convexity does for gradient descent; Sutton and Barto, section 13.3, and Exercise 13.5, which asks for this gradient.
