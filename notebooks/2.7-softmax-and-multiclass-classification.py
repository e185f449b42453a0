# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.7: Softmax and multiclass classification"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# A car keeps its lane. At each moment the driver does one of three things: she steers **left**, she **keeps** the wheel straight, or she steers **right**.
# You have her notes, and you want to learn, for each place on the road, how probable each of the three is. With two actions one number was enough, and a sigmoid made a
# probability of it (Part 2.6). With three actions, or with the eighteen of an Atari game, you need one number for each action, and something that turns all of them into
# probabilities at once. That is the **softmax**.
#
# Nearly every agent that **draws** one of several actions has a softmax at its end. So has nearly every network that tells cats from dogs from birds, and so have language models. The same gradient trains all of them: **what the model says, less what happened**, $p - y$.
# You derive it here. And at the end you will see why a policy that is sure, and wrong, learns so slowly from rewards.
#
# **After this part you can**
#
# - draw data of several classes for which the best probabilities are known exactly;
# - compute a softmax and its logarithm for logits of any size, and say why the formula of the textbook fails;
# - derive the gradient $X^\top (P - Y) / n$ to the end, and compute it without autograd;
# - train a classifier in minibatches with `nn.CrossEntropyLoss`, and recognise the most common mistake with it;
# - draw the regions of several classes so that they can be read without colour;
# - compute $\nabla \log \pi(a)$ of a softmax policy, and say where it is strong and where it fades.
#
# **Builds on** Parts 1.6 (matrix products), 1.8 (linear transformations of data), 2.3 (cross-entropy of a logit) and 2.6 (logistic regression).
#
# **Time** about 35 minutes to read, 55 to work.
#
# **Sources** Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 4.1 and 6.2.2.3; Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2nd edition,
# 2009), sections 4.2 and 4.3; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 2.8 and 13.1.

# %%
import copy
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection, PolyQuadMesh, QuadMesh
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from rlcourse import checks, devices
from rlcourse.figures import controls, plots
from torch import nn
from torch.nn import functional

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# There are $n$ **examples** and $K$ **classes**, counted from 0. Row $i$ of the matrix $X$ holds the inputs $x_i$ of example $i$, a constant 1 and then its features; the **label**
# $y_i$ is the number of its class. The model has one column of weights for each class, $W$ of shape $(d + 1) \times K$ for $d$ features. The **logits** of an example are $z = x W$, one for each class, and its
# probabilities are their **softmax**,
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}, \qquad k = 0, \dots, K - 1 .$$
#
# All are positive, and their sum is 1. The class with the largest logit is **predicted**. A label can also be written as a row of probabilities, with a 1 at $y_i$ and 0 elsewhere. This is
# called **one-hot**, and $Y$ has these rows.
#
# **Lemma 1** (only differences count). The softmax of $z + c$ is that of $z$, for any number $c$ that is added to all logits. With two classes $p_1 = \sigma(z_1 - z_0)$.
#
# *Proof.* $e^{z_k + c} = e^c e^{z_k}$, and $e^c$ cancels. For two classes divide numerator and denominator by $e^{z_1}$: $p_1 = 1 / (1 + e^{z_0 - z_1})$. $\blacksquare$
#
# So logistic regression is the softmax of two classes, one of which has the logit 0. And the weights are not unique: one and the same vector, added to each column of $W$, changes no probability.
#
# **The loss** of an example is the cross-entropy $\ell = -\log p_y$ of Part 2.3, where $p_y$ is the probability of what happened. Take the logarithm of the fraction:
#
# $$\log p_k = z_k - \operatorname{lse}(z), \qquad \operatorname{lse}(z) = \log \sum_j e^{z_j} \quad \text{(log-sum-exp)}, \qquad \ell = \operatorname{lse}(z) - z_y .$$
#
# **Lemma 2.** Let $m$ be the largest logit. Then $\operatorname{lse}(z) = m + \log \sum_j e^{z_j - m}$, and $m \le \operatorname{lse}(z) \le m + \log K$.
#
# *Proof.* Take $e^m$ out of the sum. Of the $K$ terms $e^{z_j - m}$ one is 1, and none is larger. So their sum lies between 1 and $K$. $\blacksquare$
#
# Read it twice. The formula is how computers find log-sum-exp: no exponent is above 0, so nothing overflows, and one term is 1, so the logarithm never sees a zero. And the bounds say what the loss means: log-sum-exp is
# a **soft maximum**, and the loss is how far the right logit lags behind it.
#
# **Lemma 3** (the gradient). For one example $\dfrac{\partial \ell}{\partial z_k} = p_k - \mathbf 1\{k = y\}$. For the cost $J(W) = \frac1n \sum_i \ell_i$, $\;\nabla J(W) = \frac1n X^\top (P - Y)$.
#
# *Proof.* The derivative of $\log \sum_j e^{z_j}$ with respect to $z_k$ is $e^{z_k} / \sum_j e^{z_j} = p_k$; that of $-z_y$ is $-\mathbf 1\{k = y\}$. Now $z_{ik} = \sum_j X_{ij} W_{jk}$, so
# $\partial z_{ik} / \partial W_{jk} = X_{ij}$, and no other logit of the example depends on $W_{jk}$. By the chain rule $\partial J / \partial W_{jk} = \frac1n \sum_i X_{ij} (P_{ik} - Y_{ik})$. That is entry $(j, k)$ of the
# product. $\blacksquare$
#
# The entries of $p - y$ have the sum $1 - 1 = 0$: what one class wins, the others lose.
#
# **Lemma 4** (one valley). The derivatives of the probabilities are $\partial p_k / \partial z_j = p_k (\mathbf 1\{j = k\} - p_j)$. So the second derivatives of $\ell$ form the matrix $S = \operatorname{diag}(p) - p\,p^\top$, and for every vector $v$
#
# $$0 \;\le\; v^\top S\, v \;\le\; \tfrac12 \lVert v \rVert^2 .$$
#
# The cost $J$ is convex, and no curvature of it is above $L = \frac{1}{2n} \lambda_{\max}(X^\top X)$.
#
# *Proof.* $\log p_k = z_k - \operatorname{lse}(z)$ has the derivative $\mathbf 1\{j = k\} - p_j$ with respect to $z_j$ (Lemma 3), and $\partial p_k = p_k\, \partial \log p_k$. Next,
# $v^\top S v = \sum_k p_k v_k^2 - \bigl(\sum_k p_k v_k\bigr)^2$ is the **variance** of $v_k$ when $k$ is drawn with the probabilities $p$. So it is at least 0. A variance is at most the mean squared distance from any point; take the
# middle between the smallest entry $a$ and the largest entry $b$ of $v$. No entry is farther from it than $(b - a) / 2$, and $(b - a)^2 / 4 \le (a^2 + b^2) / 2 \le \frac12 \lVert v \rVert^2$. (If $a$ and $b$ are one and the same
# entry, the variance is 0.) Move the weights along a matrix $V$: the logits of example $i$ move along $x_i V$, and the curvature of the cost is
# $\frac1n \sum_i (x_i V) S_i (x_i V)^\top$. It lies between 0 and $\frac{1}{2n} \lVert X V \rVert^2 \le L\, \lVert V \rVert^2$. $\blacksquare$
#
# As in Part 2.6: where the gradient is zero, the cost is smallest, and a step with the rate $1/L$ never raises it.
#
# **Lemma 5** (regions). The points at which the logit of a class is among the largest form a convex set, with straight boundaries.
#
# *Proof.* The logit of class $k$ is among the largest where $z_k - z_j \ge 0$ for each $j$. Each of these differences is linear in the features, so each condition cuts the plane along a straight line and keeps one side. What all of them keep is convex. $\blacksquare$ (On a boundary two classes tie, and either may be predicted.)
#
# **Lemma 6** (when the model is right). Of all examples the share $r_k$ belongs to class $k$, and the features of this class are $m_k + A\,\xi$, with $\xi$ standard normal: all classes have the
# same covariance $\Sigma = A A^\top$ (Part 1.8). Then the probability of class $k$, given the features $f$, is the softmax of
#
# $$z_k = f \cdot \Sigma^{-1} m_k \;-\; \tfrac12\, m_k \cdot \Sigma^{-1} m_k \;+\; \log r_k .$$
#
# *Proof.* By Bayes' rule it is in proportion to $r_k\, e^{-\frac12 (f - m_k) \cdot \Sigma^{-1} (f - m_k)}$. The exponent is $-\frac12 f \cdot \Sigma^{-1} f + f \cdot \Sigma^{-1} m_k - \frac12 m_k \cdot \Sigma^{-1} m_k$. Its first
# term is the same for all classes, and by Lemma 1 it does not count. $\blacksquare$
#
# In pseudocode:
#
# ```text
# The logarithms of a softmax, for one row of logits z
# 1  m ← the largest logit
# 2  for each k:  s[k] ← z[k] - m                  at most 0, and exact where it matters
# 3  for each k:  return s[k] - log Σ_j exp(s[j])
#
# Softmax regression in minibatches
# 1  for each epoch:
# 2      put all examples into a new random order
# 3      for each minibatch B of this order (the last may be smaller):
# 4          P ← softmax of each row of X_B W
# 5          W ← W - η X_Bᵀ (P - Y_B) / |B|
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $f$ | features | `features[i]` | `features`: `(n, d)` | `float64` |
# | $X$ | inputs: 1 in front, then the features | `inputs` | `(n, d + 1)` | `float64` |
# | $y$, $Y$ | labels, from 0 to $K - 1$; one-hot | `labels`, `functional.one_hot(labels, K)` | `(n,)`, `(n, K)` | `int64` |
# | $m_k$, $r_k$ | mean and share of class $k$ | `means[k]`, `counts[k] / sum(counts)` | `(d,)`, number | `float64` |
# | $\xi$, $A$ | standard normal noise, the matrix that mixes it | `noise[i]`, `mixing` | `(d,)`, `(d, d)` | `float64` |
# | $\Sigma$ | covariance of each class | `mixing @ mixing.T` | `(d, d)` | `float64` |
# | $W$ | weights, a column for each class | `weights` | `(d + 1, K)` | `float64` |
# | $z$, $p$ | logits, probabilities | `inputs @ weights`, its `softmax(dim=1)` | `(n, K)` | `float64` |
# | $\log p$ | log-probabilities | `stable_log_softmax(logits)` | `(n, K)` | float |
# | $J$, $\nabla J$ | cost and gradient | `cost`, `gradient` | `()`, `(d + 1, K)` | float |
# | $S$ | second derivatives of the loss, a matrix for each example | `softmax_slopes(p)` | `(n, K, K)` | `float64` |
# | $L$ | bound on the curvature | `curvature_bound(inputs)` | number | `float` |
# | $h$, $\pi$, $q$ | preferences, policy, values of actions | `preferences`, `policy`, `values` | `(n_actions,)` | `float64` |
# | $c$ | preference of a wrong action, at the start | `wrong` | number | `float` |

# %% [markdown]
# ## Exercise 1: data for three classes, or for any number
#
# *Easy, about 8 minutes.* Draw the world of Lemma 6, with a fixed number of examples for each class:
#
# - exactly `counts[k]` examples have the label $k$ (a count may be 0, even all of them);
# - the features of an example are $m_k + A\,\xi$: the mean of **its** class, plus the matrix `mixing` times $d$ standard normal numbers in `float64`, drawn anew for each example;
# - the examples stand in a random order, and every order is equally likely. Features and labels stay together.
#
# Draw all random numbers from the given generator, in whatever order you like, and make or seed no other. Both results are new tensors at each call. With a `mixing` of zeros, `counts = [1, 2]` and `means = [[-1, 0], [1, 1]]`, a possible result is the features
# `[[1, 1], [-1, 0], [1, 1]]` with the labels `[1, 0, 1]`.
#
# <details><summary>Hint</summary>
#
# `torch.repeat_interleave(torch.arange(K), torch.tensor(counts))` writes each label as often as its count says. `torch.randperm(n, generator=generator)` is a random order, and a tensor of
# whole numbers picks rows. If the noise of an example is a row $\xi$, then $A\,\xi$ as a row is `noise @ mixing.T`.
#
# </details>


# %%
def check_draw(found: object, n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Check types and shapes of drawn data, and return them. (The tests call it.)"""
    thought = "Two tensors: features in double precision, and whole-number labels."
    pair = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(pair), 2, thought=thought)
    features = checks.tensor(
        "the features", pair[0], shape=(n, d), dtype=torch.float64, thought=thought
    )
    labels = checks.tensor(
        "the labels", pair[1], shape=(n,), dtype=torch.int64, thought=thought
    )
    return checks.to_array(features), checks.to_array(labels)


# %% exercise="draw_classes" task=1
def draw_classes(
    counts: Sequence[int],
    means: torch.Tensor,
    mixing: torch.Tensor,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw features and labels of several classes, in random order.

    Args:
        counts: Number of examples of each class, at least 0; at least one class.
        means: Row k is the mean of class k, shape ``[n_classes, d]``, float64, on
            the CPU.
        mixing: The matrix A, shape ``[d, d]``, float64, on the CPU.
        generator: Draws all random numbers, on the CPU.

    Returns:
        Features, shape ``[n, d]``, float64, and labels, shape ``[n]``, int64: two new
        tensors.
    """
    # BEGIN SOLUTION
    n = sum(counts)
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(n, generator=generator)]
    shape = (n, means.shape[1])
    noise = torch.randn(shape, generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels
    # END SOLUTION


# %% test="draw_classes" points=1
def test_draw_classes() -> None:
    means = torch.tensor([[-1.0, 0.0], [1.0, 1.0], [0.0, 5.0]], dtype=torch.float64)
    nothing = torch.zeros(2, 2, dtype=torch.float64)
    for counts in ([1, 2, 0], [4, 4, 4]):
        generator = torch.Generator().manual_seed(1)
        with checks.unchanged(counts=counts, means=means, mixing=nothing):
            found = checks.attempt(draw_classes, counts, means, nothing, generator)
        features, labels = check_draw(found, sum(counts), 2)
        checks.equal(
            f"how often each label stands there, for the counts {counts}",
            np.bincount(labels, minlength=3).tolist(),
            counts,
            thought="Exactly as often as its count says.",
        )
        checks.close(
            "the features where all noise is mixed away",
            features,
            means.numpy()[labels],
            thought="The mean of the class that the label names, in the same order.",
        )
    orders = {
        tuple(found[1].tolist())
        for found in checks.each(
            draw_classes,
            [
                ([2, 2, 2], means, nothing, torch.Generator().manual_seed(seed))
                for seed in range(20)
            ],
        )
    }
    checks.true(
        "more than ten different orders in 20 draws",
        len(orders) > 10,
        thought="All examples of all classes are mixed, not sorted by class.",
    )
    mixing = torch.tensor([[2.0, 0.0], [1.0, 0.5]], dtype=torch.float64)
    generator = torch.Generator().manual_seed(2)
    found = checks.attempt(draw_classes, [4000, 0, 0], means, mixing, generator)
    features, _ = check_draw(found, 4000, 2)
    checks.close(
        "the covariance of 4000 examples with the mixing [[2, 0], [1, 0.5]]",
        np.cov(features.T),
        [[4.0, 2.0], [2.0, 1.25]],
        thought="It is A times its transpose. Is it the transpose times A?",
        atol=0.4,
    )


# %% hidden="draw_classes" points=2
def hidden_draw_classes() -> None:
    rng = np.random.default_rng(271)
    for counts, d, scale in (
        ([0], 2, 1.0),
        ([0, 0, 0], 3, 1.0),
        ([1], 1, 1.0),
        ([0, 1, 0, 0], 3, 1.0),
        ([2, 1, 3], 2, 0.0),
        ([5, 0, 7, 1, 2], 4, 0.0),
        ([9000, 4000], 1, 3.0),
        ([6000, 0, 3000, 6000], 3, 1e-3),
        ([5000, 5000, 5000], 2, 40.0),
    ):
        k, n = len(counts), sum(counts)
        m, a = 5 * rng.normal(size=(k, d)), scale * rng.normal(size=(d, d))
        a += 2 * scale * np.eye(d)
        means, mixing = torch.from_numpy(m), torch.from_numpy(a)
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        with checks.unchanged(counts=counts, means=means, mixing=mixing):
            found = checks.attempt(draw_classes, counts, means, mixing, generator)
        features, labels = check_draw(found, n, d)
        checks.equal(
            "how often each label stands there",
            [int((labels == one).sum()) for one in range(k)],
            counts,
            thought="Is the number of examples of each class exactly its count?",
        )
        rest = features - m[labels].reshape(n, d)
        if scale == 0:
            checks.close(
                "the features without noise",
                features,
                m[labels],
                thought="Does each label stand by the features of its own class?",
                rtol=1e-12,
                atol=0.0,
            )
        if n < 100:
            continue
        unit = np.linalg.solve(a, rest.T).T  # standard normal, if all is right
        for own in (unit[labels == one] for one in range(k) if counts[one]):
            near = 5 / math.sqrt(len(own))
            checks.close(
                "the mean of the noise of a class",
                own.mean(axis=0),
                np.zeros(d),
                thought="Does each class lie around its own mean?",
                atol=near,
            )
            checks.close(
                "the covariance of the noise of a class",
                own.T @ own / len(own),
                np.eye(d),
                thought="Is it A times standard normal numbers, some for each example?",
                atol=1.5 * near,
            )
            spare = min(
                np.abs(own.mean(axis=0)).min(),
                np.abs(np.diag(np.cov(own.T, ddof=0).reshape(d, d)) - 1).min(),
            )
            checks.true(
                "means and variances that are not met exactly",
                spare > 1e-9,
                thought="Is the noise left as it was drawn?",
            )
        checks.close(
            "the fourth power of the noise",
            np.mean(unit**4, axis=0),
            np.full(d, 3.0),
            thought="Is the noise normal?",
            atol=0.5,
        )
        for column in np.abs(unit).T:
            checks.true(
                "noise without repetition",
                len(np.unique(np.round(column, 9))) > 0.99 * n,
                thought="Does each example draw noise of its own?",
            )
        in_order = (labels - labels.mean()) / labels.std()
        checks.true(
            "labels in no order",
            all(
                abs(np.mean(in_order[gap:] * in_order[:-gap])) < 5 / math.sqrt(n)
                for gap in (1, 2, k, 10)
            ),
            thought="Are all examples in one random order?",
        )
    wide = torch.zeros(1, 400).double(), torch.eye(400).double()
    generator = torch.Generator().manual_seed(6)
    found = checks.attempt(draw_classes, [1000], *wide, generator)
    checks.close(  # of a normal number 15, of twelve uniform ones less six 13.5
        "the sixth power of the noise",
        np.mean(check_draw(found, 1000, 400)[0] ** 6),
        15.0,
        thought="Is the noise normal, far from zero too?",
        atol=0.8,
    )
    means = torch.zeros(3, 1, dtype=torch.float64)
    mixing = torch.ones(1, 1, dtype=torch.float64)
    seen: dict[tuple[int, ...], int] = {}
    by_place, by_class = list[np.ndarray](), list[np.ndarray]()
    for noise, order in checks.each(
        draw_classes,
        [
            ([1, 2, 1], means, mixing, torch.Generator().manual_seed(seed))
            for seed in range(1200)
        ],
    ):
        key = tuple(checks.to_array(order).tolist())
        seen[key] = seen.get(key, 0) + 1
        by_place.append(checks.to_array(noise)[:, 0])
        by_class.append(by_place[-1][np.argsort(key, kind="stable")])
    misfit = sum((seen.get(key, 0) - 100) ** 2 / 100 for key in seen)
    checks.true(  # twelve orders of 0, 1, 1, 2, each expected 100 times
        "each order as often as the others",
        len(seen) == 12 and misfit < 45,
        thought="Is every order of the examples equally likely?",
    )
    for four in (np.array(by_place), np.array(by_class)):
        checks.close(
            "the mean of the noise of each of four examples, over 1200 draws",
            four.mean(axis=0),
            np.zeros(4),
            thought="Is the noise as likely to be above zero as below, at each place?",
            atol=0.15,
        )
        checks.close(
            "the covariance of the noise of four examples, over 1200 draws",
            four.T @ four / len(four),
            np.eye(4),
            thought="Does each example draw noise of its own, which stays as drawn?",
            atol=0.2,
        )
        checks.true(
            "noise in double precision",
            bool((four != four.astype(np.float32)).any()),
            thought="In which precision is the noise drawn?",
        )
    checks.makes_no_generator(
        draw_classes, thought="Do all numbers come from the generator that is given?"
    )
    checks.draws_only_from_its_generator(
        lambda generator: checks.attempt(
            draw_classes, [3, 3], means[:2], mixing, generator
        ),
        kind="torch",
        thought="Do all random numbers come from the generator, and none from others?",
    )
    generator = torch.Generator().manual_seed(5)
    draws = [
        checks.attempt(draw_classes, [6], means[:1], mixing, generator)[0]
        for _ in range(2)
    ]
    first, second = map(checks.to_array, draws)
    checks.true(
        "two draws in a row that differ",
        not np.allclose(np.sort(first, axis=0), np.sort(second, axis=0)),
        thought="Does the generator move on from draw to draw?",
    )
    thought = "Do two draws, or a draw and the means, share their memory?"
    checks.true(
        "new tensors",
        checks.returns_new_tensors(draw_classes, [1], means[:1], 0 * mixing, generator),
        thought=thought,
    )
    two, nothing = [torch.full((2, 1), fill).double() for fill in (1, 2)], 0 * mixing
    found = checks.again(
        draw_classes,
        ([1, 2], two[0], nothing, generator),
        ([1, 2], two[1], nothing, torch.Generator().manual_seed(7)),
    )
    checks.close(
        "the features of a second call, with other means",
        check_draw(found, 3, 1)[0],
        np.full((3, 1), 2.0),
        thought="Does each call go by what it is given, not by an earlier one?",
    )


# %% [markdown]
# Here is our driver's world. The features are the **offset** of the car from the middle of its lane, in metres, positive to the right, and its **drift**, in metres per second, positive to the
# right. If the car is too far to the right, she steers left. Lemma 6 gives the exact probabilities. Do they keep what they promise? The probability of
# the predicted class, averaged over all examples, is the **promised accuracy**: the share of examples that should be predicted right. (This cell needs Exercise 1.)


# %%
class World(NamedTuple):
    """Several classes as in Lemma 6."""

    names: tuple[str, ...]
    means: torch.Tensor
    """Shape ``[n_classes, d]``, float64."""
    mixing: torch.Tensor
    """Shape ``[d, d]``, float64."""


LANE = World(
    ("left", "keep", "right"),
    torch.tensor([[0.8, 0.6], [0.0, 0.0], [-0.8, -0.6]], dtype=torch.float64),
    torch.tensor([[0.5, 0.0], [-0.2, 0.4]], dtype=torch.float64),
)
"""What the driver does, by offset (m) and drift (m/s)."""


def with_ones(features: torch.Tensor) -> torch.Tensor:
    """Return features of shape ``[n, d]`` with a 1 in front, ``[n, d + 1]``."""
    return torch.cat([torch.ones_like(features[:, :1]), features], dim=1)


def exact_weights(world: World, counts: Sequence[int]) -> torch.Tensor:
    """Return the weights of Lemma 6, the biases in row 0, shape ``[d + 1, K]``."""
    _, means, mixing = world
    directions = torch.linalg.solve(mixing @ mixing.T, means.T)  # [d, K]
    shares = torch.tensor(counts).double() / sum(counts)
    biases = shares.log() - (means.T * directions).sum(dim=0) / 2
    return torch.cat([biases[None], directions])


# %% tags=["demo"]
def accuracy_of(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share of examples whose largest logit is that of their label."""
    return (logits.argmax(dim=1) == labels).double().mean().item()


def show_promise(counts: list[int], seed: int) -> None:
    """Hold Lemma 6 against Bayes' rule, and its promise against what came."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes(counts, LANE.means, LANE.mixing, generator)
    logits = with_ones(features) @ exact_weights(LANE, counts)
    p = logits.softmax(dim=1)
    covariance = LANE.mixing @ LANE.mixing.T
    clouds = torch.distributions.MultivariateNormal(LANE.means, covariance)
    joint = clouds.log_prob(features[:, None]).exp() * torch.tensor(counts)
    assert torch.allclose(p, joint / joint.sum(dim=1, keepdim=True), atol=1e-12)
    promised, came = p.max(dim=1).values.mean().item(), accuracy_of(logits, labels)
    print(f"counts {counts}: promised accuracy {promised:.3f}, came {came:.3f}")
    assert abs(promised - came) < 5 * math.sqrt(promised * (1 - promised) / len(labels))


with checks.demonstration():
    show_promise([10_000, 10_000, 10_000], seed=271)
    show_promise([1000, 20_000, 9000], seed=272)

# %% [markdown]
# What to see: the promise is kept, whether the classes are equally frequent or not (the cell also holds Lemma 6 against Bayes' rule, to twelve digits). On average nobody can do better, for where the clouds
# overlap, the driver herself sometimes does one thing and sometimes another.
#
# ## The formula of the textbook, and what computers make of it
#
# **Predict, then run.** Here are four rows of logits. In each of them the logits go up in steps of 1, so by Lemma 1 all four have the same probabilities. We compute in `float32`, whose
# largest number is $3.4 \cdot 10^{38}$, about $e^{88.7}$. For which rows does the formula $e^{z_k} / \sum_j e^{z_j}$ still work?


# %% tags=["demo", "nbval-check-output"]
def show_overflow() -> None:
    """Print the softmax of some rows by the plain formula, and shifted."""
    for row in ([1, 2, 3], [88, 89, 90], [-112, -111, -110], [1e6, 1e6 + 1, 1e6 + 2]):
        logits = torch.tensor(row, dtype=torch.float32)
        plain = logits.exp() / logits.exp().sum()
        shifted = (logits - logits.max()).exp()
        shifted = shifted / shifted.sum()
        print(f"{row!s:32} plain", end=" ")
        print([round(p, 3) for p in plain.tolist()], end=", shifted ")
        print([round(p, 3) for p in shifted.tolist()])
        right = torch.tensor([0.0900306, 0.2447285, 0.6652410])
        assert torch.allclose(shifted, right)
        assert torch.allclose(plain, right) == (row == [1, 2, 3])
    logits = torch.tensor([0.0, 200.0])
    by_logarithm, shifted = logits.softmax(dim=0).log(), logits - logits.max()
    right = shifted - shifted.exp().sum().log()
    print(f"[0, 200]: log of the softmax {by_logarithm.tolist()}", end=", ")
    print(f"directly {right.tolist()}")
    assert by_logarithm[0] == -math.inf and right[0] == -200
    logits = torch.tensor([1e7, 1e7 + 1])
    late = logits - (logits.max() + (logits - logits.max()).exp().sum().log())
    early = (logits - logits.max()) - (logits - logits.max()).exp().sum().log()
    print(f"[10000000, 10000001]: z - lse {late.tolist()}", end=", ")
    print(f"shifted first {[round(one, 4) for one in early.tolist()]}")
    assert (late - early).abs().max() > 0.25


show_overflow()

# %% [markdown]
# What to see: the plain formula works in the first row only. Large logits overflow: $e^{89}$ is already `inf`, and `inf / inf` is `nan`; for very negative ones all exponentials are 0, and $0/0$ is `nan` as well. Shifted by the largest logit, all four rows are right.
#
# The last two lines are about the logarithm. A probability of $e^{-200}$ is 0 in `float32`, and its logarithm $-\infty$: what was rounded away does not come back. So the logarithm is computed **directly**, never from the probability. And
# subtract the largest logit **first**. Whoever computes log-sum-exp, a number near ten million, and only then subtracts it, loses the digits after the point: the result says $-1$ and 0 in place of $-1.3133$ and $-0.3133$.
#
# ## Exercise 2: the logarithm of a softmax
#
# *Medium, about 10 minutes.* Return $\log p$ for each row of logits. You may use `exp`, `log`, `logaddexp`, `max`, `sum` and the like. PyTorch's `softmax`, `log_softmax`, `logsumexp`, and whatever contains
# them (`cross_entropy`, `torch.distributions`, SciPy's versions) are forbidden here; the next cell lists them as `READY_MADE`. So is what fetches functions by their names: `getattr`, `vars`, `eval` and the others in `BY_NAME`, whatever you fetch with them.
#
# - Finite logits may have any size up to $\pm 10^{30}$, and the size may differ from row to row. The absolute or the relative error may be at most $10^{-9}$ in `float64`, and $10^{-5}$ in `float32`.
# - A logit may be $-\infty$: an action that is **not allowed** in this state. Its log-probability is $-\infty$, and the others share all probability. In each row at least one logit is finite.
# - The result is a new tensor at each call: it shares no memory with `logits`, nor with an earlier result.
#
# For the row $(0, 0)$ the result is $(-0.6931, -0.6931)$, for $(1000, 0)$ it is $(0, -1000)$, and for $(0, -\infty)$ it is $(0, -\infty)$.
#
# <details><summary>Hint</summary>
#
# The three lines of the pseudocode. `logits.amax(dim=1, keepdim=True)` is the largest of each row, as a column that fits the rows.
#
# </details>


# %%
READY_MADE = frozenset(
    {"softmax", "log_softmax", "logsumexp", "softmin", "Softmax", "LogSoftmax"}
    | {"Softmin", "Softmax2d", "gumbel_softmax", "logcumsumexp", "cross_entropy"}
    | {"CrossEntropyLoss", "distributions", "Categorical", "scipy", "_softmax"}
    | {"_log_softmax", "AdaptiveLogSoftmaxWithLoss", "scaled_dot_product_attention"}
)
"""What Exercise 2 forbids."""

LOSSES = frozenset({"cross_entropy", "CrossEntropyLoss", "nll_loss", "NLLLoss"})
"""What Exercise 3 forbids."""

BY_NAME = frozenset({"getattr", "vars", "eval", "exec", "__dict__", "__import__"})
"""What fetches a function by its name: not to be used in Exercises 2 and 3."""


def is_own_code(names: frozenset[str]) -> bool:
    """Whether the names show nothing that Exercise 2 forbids. (The tests call it.)"""
    return not names & (READY_MADE | BY_NAME)


# %% exercise="stable_log_softmax" task=2 forbid="softmax log_softmax logsumexp cross_entropy distributions scipy"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    """Return the logarithm of the softmax of each row, right for logits of any size.

    Args:
        logits: Shape ``[n, n_classes]``, at least one class, perhaps no row; float32
            or float64, without gradient, on the CPU. Finite numbers and ``-inf``; in
            each row at least one is finite.

    Returns:
        Log-probabilities, in the shape and dtype of ``logits``.
    """
    # BEGIN SOLUTION
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    # END SOLUTION


# %% test="stable_log_softmax" points=1
def test_stable_log_softmax() -> None:
    checks.true(
        "your own code, without what is forbidden",
        is_own_code(checks.names_in(stable_log_softmax)),
        thought="exp, log, the largest of each row and a sum are enough.",
    )
    inf = math.inf
    for rows, expected, thought in (
        ([[0, 0]], [[-0.6931472, -0.6931472]], "Half and half: the logarithm of 1/2."),
        (
            [[1, 2, 3]],
            [[-2.4076059, -1.4076059, -0.4076059]],
            "The logarithms of 0.090, 0.245 and 0.665.",
        ),
        ([[1000, 0]], [[0, -1000]], "Did an exponential overflow? Shift first."),
        ([[-1000, -1000]], [[-0.6931472, -0.6931472]], "Did all exponentials vanish?"),
        (
            [[1000, 999], [0, 1]],
            [[-0.3132617, -1.3132617], [-1.3132617, -0.3132617]],
            "Each row is shifted by its own largest logit.",
        ),
        (
            [[1e7, 1e7 + 1]],
            [[-1.3132617, -0.3132617]],
            "Digits lost? Subtract the largest logit first, and never add it back.",
        ),
        ([[5]], [[0]], "One class: it is certain."),
        ([[0, -inf, 0]], [[-0.6931472, -inf, -0.6931472]], "One is not allowed."),
    ):
        for dtype in (torch.float32, torch.float64):
            logits = torch.tensor(rows, dtype=dtype)
            with checks.unchanged(logits=logits):
                found = checks.attempt(stable_log_softmax, logits)
            what = f"the log-probabilities of {rows}"
            kind = "A tensor of the same shape and dtype."
            found = checks.tensor(
                what, found, shape=logits.shape, dtype=dtype, thought=kind
            )
            checks.close(what, found, expected, thought=thought, atol=1e-5)


# %% hidden="stable_log_softmax" points=2
def hidden_stable_log_softmax() -> None:
    checks.true(
        "your own code, without what is forbidden",
        is_own_code(checks.names_in(stable_log_softmax)),
        thought="Is it your own formula, with no function fetched by name?",
    )

    def compare(logits: torch.Tensor, thought: str) -> None:
        with checks.unchanged(logits=logits):
            found = checks.attempt(stable_log_softmax, logits)
        kind = "Is it a tensor of the same shape and dtype, also without rows?"
        found = checks.tensor(
            *("the log-probabilities", found),
            shape=logits.shape,
            dtype=logits.dtype,
            thought=kind,
        )
        # Written another way: one class at a time, by its distances to all others.
        z = logits.double().numpy()
        right = np.full(z.shape, -np.inf)
        for i, k in np.ndindex(*z.shape):
            if np.isfinite(z[i, k]):
                right[i, k] = -np.logaddexp.reduce(z[i] - z[i, k])
        near = 1e-9 if logits.dtype == torch.float64 else 1e-5
        checks.close(
            *("the log-probabilities", found, right),
            thought=thought,
            rtol=near,
            atol=near,
        )

    rng = np.random.default_rng(272)
    for dtype in (torch.float64, torch.float32):
        for n, k in (
            (0, 3),
            (1, 1),
            (6, 1),
            (1, 5),
            (7, 2),
            (3, 3),
            (5, 4),
            (40, 3),
            (2, 300),
        ):
            for scale in (1e-3, 1.0, 30.0, 1e3, 1e6):
                z = torch.tensor(scale * rng.normal(size=(n, k))).to(dtype)
                compare(z, "Is it right in each row, for logits of any size?")
            for most in (10, 20, 40, 50, 60, 85, 300, 350, 370, 500, 700):
                z = torch.tensor(most * rng.uniform(-1, 1, size=(n, k))).to(dtype)
                z[:, :1], z[:, 1:2] = most, -most  # moderate, and far apart
                compare(z, "Is the logarithm computed without the probability?")
            z = torch.tensor(rng.normal(size=(n, k)))
            for shift in (
                (-1e6, 1e6, 1e12, -1e30) if dtype == torch.float64 else (-1e6,)
            ):
                compare((z + shift).to(dtype), "Are small differences kept?")
            own = 10.0 ** rng.integers(-3, 7, size=(n, 1))  # each row its own size
            far = torch.tensor(own * rng.normal(size=(n, k)) - own * 50).to(dtype)
            compare(far, "Does each row go by its own largest logit?")
            if n and k > 1:
                masked = torch.tensor(20 * rng.normal(size=(n, k))).to(dtype)
                away = torch.tensor(rng.random((n, k)) < 0.6)
                away[torch.arange(n), torch.tensor(rng.integers(k, size=n))] = False
                masked[away] = -math.inf
                for shift in (0.0, 1e3, -1e3, 1e6, -1e6, -1e10, -1e30):
                    compare(
                        masked + shift, "What becomes of actions that are not allowed?"
                    )
        edges = [0.0, -0.0, 88.0, 89.0, -104.0, 709.0, 710.0, -746.0, 1e30, -1e30]
        pairs = torch.tensor([[one, other] for one in edges for other in edges])
        compare(pairs.to(dtype), "Is it right for the largest and smallest logits?")
        square = torch.tensor(rng.normal(size=(4, 4))).to(dtype)
        compare(square.T, "Is each row a softmax by itself?")
    checks.true(
        "a new tensor",
        checks.returns_new_tensors(stable_log_softmax, torch.zeros(2, 1).double()),
        thought="Does the result share memory with an argument, or a former result?",
    )
    halves = torch.zeros(3, 2).double()
    checks.close(
        "the log-probabilities of a second call",
        checks.again(stable_log_softmax, (torch.ones(3, 2).double() * 3,), (halves,)),
        np.full((3, 2), -math.log(2)),
        thought="Does each call go by what it is given, not by an earlier one?",
    )


# %% [markdown]
# Hold it against the lemmas: two classes give the sigmoid of Part 2.6, a number that is added to all logits changes nothing, and log-sum-exp stays within $\log K$ of the largest logit. Then a
# policy with four actions, of which one is not allowed. (This cell needs Exercise 2.)


# %% tags=["demo", "nbval-check-output"]
def show_lemmas(n: int, seed: int) -> None:
    """Assert Lemmas 1 and 2 at random logits, and print a policy with a mask."""
    generator = torch.Generator().manual_seed(seed)
    for k in (2, 5, 18):
        z = 3 * torch.randn(n, k, generator=generator, dtype=torch.float64)
        logs = stable_log_softmax(z)
        assert torch.allclose(stable_log_softmax(z + 40), logs, atol=1e-12)
        lse = (z - logs)[:, 0]  # z_k - log p_k is the same for each k
        above = lse - z.max(dim=1).values
        assert (above >= 0).all() and (above <= math.log(k) + 1e-12).all()
        if k == 2:
            assert torch.allclose(logs[:, 1].exp(), (z[:, 1] - z[:, 0]).sigmoid())
    print(f"Lemmas 1 and 2 hold at {3 * n} rows of logits")
    preferences = torch.tensor([[1.0, 2.0, -math.inf, 0.0]], dtype=torch.float64)
    policy = stable_log_softmax(preferences).exp()[0]
    print("preferences", preferences[0].tolist(), end=": ")
    print("policy", [round(p, 3) for p in policy.tolist()])
    assert policy[2] == 0 and abs(policy.sum().item() - 1) < 1e-12


with checks.demonstration():
    show_lemmas(500, seed=273)

# %% [markdown]
# What to see: an action with a preference of $-\infty$ has probability 0 **exactly**, and the others keep their ratios: 2 is still $e$ times as likely as 1. This is how agents for board games and card games rule out what the
# rules do not allow.
#
# ## Exercise 3: cost and gradient
#
# *Medium, about 12 minutes.* Return the mean cross-entropy $J$ of the logits $X W$, and its gradient with respect to the weights, by Lemma 3.
#
# - Both must be right for logits up to $\pm 10^6$. (Where they are large in the tests, inputs and weights are whole numbers, so that $X W$ is exact in `float32` too.) The absolute or the relative error may be at most $10^{-9}$ in `float64`, and $10^{-3}$ in `float32`.
# - `cross_entropy`, `nll_loss` and their layers are forbidden here, and so are the names in `BY_NAME`. The other functions of `READY_MADE` are allowed from now on, `softmax` and `log_softmax` among them.
# - The gradient comes from the formula, with your own code: no `backward`, no `requires_grad`, nothing from `torch.autograd` or `torch.func`.
# - Both results are new tensors at each call, in the dtype of the weights.
#
# For the one example $(1, 2)$ with the label 1, and weights of zeros for three classes, each probability is $\frac13$. So the cost is $\log 3 = 1.0986$, $p - y = (\frac13, -\frac23, \frac13)$, and the gradient has
# the rows $(\frac13, -\frac23, \frac13)$ and $(\frac23, -\frac43, \frac23)$.
#
# <details><summary>Hint</summary>
#
# `logs[torch.arange(n), labels]` picks one entry of each row, and so does `logs.gather(1, labels[:, None])`. `functional.one_hot(labels, n_classes)` makes rows of 0 and 1 (whole
# numbers). The gradient is the product of the transposed inputs, one row for each weight, and the errors, one column for each class.
#
# </details>


# %%
def check_cost(
    found: object, shape: tuple[int, int], dtype: torch.dtype
) -> tuple[object, object]:
    """Check types and shapes of a cost and a gradient. (The tests call it.)"""
    thought = "Two tensors: a cost of shape [], and a gradient like the weights."
    pair = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(pair), 2, thought=thought)
    cost = checks.tensor("the cost", pair[0], shape=(), dtype=dtype, thought=thought)
    slope = checks.tensor(
        "the gradient", pair[1], shape=shape, dtype=dtype, thought=thought
    )
    return cost, slope


def is_by_formula(names: frozenset[str]) -> bool:
    """Whether the names show neither autograd nor a loss. (The tests call it.)"""
    tape = {"backward", "autograd", "requires_grad", "requires_grad_"}
    return not names & (LOSSES | BY_NAME | tape)


# %% exercise="cost_and_gradient" task=2 forbid="torch.autograd torch.func cross_entropy CrossEntropyLoss nll_loss NLLLoss"
def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the cost of softmax regression, and its gradient.

    Args:
        weights: A column for each class, shape ``[d + 1, n_classes]``, float32 or
            float64, on the CPU; at least one class.
        inputs: A 1 in front, then d features, shape ``[n, d + 1]``, same dtype; n is
            at least 1, and d may be 0.
        labels: The class of each, from 0, shape ``[n]``, int64. Not every class need
            occur.

    Returns:
        The mean cross-entropy, a tensor with no axes (shape ``[]``), and the gradient
        with respect to the weights, shape ``[d + 1, n_classes]``.
    """
    # BEGIN SOLUTION
    logs = stable_log_softmax(inputs @ weights)  # [n, n_classes]
    rows = torch.arange(len(labels))
    cost = -logs[rows, labels].mean()
    errors = logs.exp()
    errors[rows, labels] -= 1  # P - Y
    return cost, inputs.T @ errors / len(labels)
    # END SOLUTION


# %% test="cost_and_gradient" points=1
def test_cost_and_gradient() -> None:
    checks.true(
        "the gradient comes from the formula",
        is_by_formula(checks.names_in(cost_and_gradient)),
        thought="No backward, no ready loss: errors P - Y, and a product.",
    )
    zeros, third = [[0, 0, 0], [0, 0, 0]], 1 / 3
    for matrix, rows, given, cost, gradient, thought in (
        (
            *(zeros, [[1, 2]], [1], 1.0986123),
            [[third, -2 * third, third], [2 * third, -4 * third, 2 * third]],
            "The example of the statement.",
        ),
        (
            *(zeros, [[1, 2], [1, -2]], [1, 1], 1.0986123),
            [[third, -2 * third, third], [0, 0, 0]],
            "A mean over the examples: divide by n.",
        ),
        (
            *([[0, 1], [0, 0]], [[1, 3], [1, 0], [1, 0]], [0, 1, 1], 0.6465950),
            [[-0.0643919, 0.0643919], [-0.7310586, 0.7310586]],
            "Two classes, three examples: p is (0.269, 0.731) each time.",
        ),
        (
            *([[0, 0], [0, 1]], [[1, 1], [1, -1]], [1, 0], 0.3132617),
            [[0, 0], [0.2689414, -0.2689414]],
            "Each example has its own logits, and its own label.",
        ),
        (
            *([[0, 0, 0], [0, 500, 1000]], [[1, 1]], [2], 0.0),
            [[0, 0, 0], [0, 0, 0]],
            "Sure, and right: nothing to pay.",
        ),
        (
            *([[0, 0, 0], [0, 500, 1000]], [[1, 1]], [0], 1000.0),
            [[-1, 0, 1], [-1, 0, 1]],
            "Sure, and wrong. Is the logarithm computed directly?",
        ),
    ):
        weights = torch.tensor(matrix, dtype=torch.float64)
        inputs = torch.tensor(rows, dtype=torch.float64)
        labels = torch.tensor(given)
        with checks.unchanged(weights=weights, inputs=inputs, labels=labels):
            found = checks.attempt(cost_and_gradient, weights, inputs, labels)
        shape = (weights.shape[0], weights.shape[1])
        found_cost, found_slope = check_cost(found, shape, torch.float64)
        what = f"W = {matrix}, inputs {rows}, labels {given}"
        checks.close(f"the cost at {what}", found_cost, cost, thought=thought)
        checks.close(f"the gradient at {what}", found_slope, gradient, thought=thought)


# %% hidden="cost_and_gradient" points=2
def hidden_cost_and_gradient() -> None:
    checks.true(
        "the gradient comes from the formula",
        is_by_formula(checks.names_in(cost_and_gradient)),
        thought="Does your own code compute the gradient?",
    )

    def compare(
        w: np.ndarray, x: np.ndarray, y: np.ndarray, dtype: torch.dtype
    ) -> None:
        weights, inputs = torch.tensor(w).to(dtype), torch.tensor(x).to(dtype)
        labels = torch.tensor(y)
        with checks.unchanged(weights=weights, inputs=inputs, labels=labels):
            found = checks.attempt(cost_and_gradient, weights, inputs, labels)
        cost, slope = check_cost(found, (w.shape[0], w.shape[1]), dtype)
        # Written another way: one example at a time, by distances to its own logit.
        total, sums = 0.0, np.zeros_like(w)
        exact = weights.double().numpy()
        for row, label in zip(inputs.double().numpy(), y, strict=True):
            z = row @ exact
            total += float(np.logaddexp.reduce(z - z[label]))
            for k in range(len(z)):
                p = float(np.exp(-np.logaddexp.reduce(z - z[k])))
                sums[:, k] += (p - float(k == label)) * row
        is_double = dtype == torch.float64
        checks.close(
            "the cost",
            cost,
            total / len(y),
            thought="Is it the mean over the examples, for logits of any size?",
            rtol=1e-9 if is_double else 1e-3,
            atol=1e-9 if is_double else 1e-3,
        )
        checks.close(
            "the gradient",
            slope,
            sums / len(y),
            thought="Is it the mean of inputs times P - Y, whatever the shape?",
            rtol=1e-9 if is_double else 1e-3,
            atol=1e-9 if is_double else 1e-3,
        )

    rng = np.random.default_rng(273)
    for n, d, k in (
        (1, 1, 1),
        (5, 2, 1),
        (1, 3, 4),
        (7, 2, 2),
        (3, 4, 5),
        (6, 5, 3),
        (4, 2, 9),
        (30, 3, 4),
        (20, 60, 3),
        (500, 3, 2),
    ):
        for scale in (1e-3, 1.0, 30.0):
            x = rng.normal(size=(n, d))
            x[:, 0] = 1
            w = rng.normal(size=(d, k))
            w *= scale / np.abs(x @ w).max()
            y = rng.integers(max(1, k - 1), size=n)  # the last class never occurs
            compare(w, x, y, torch.float64)
            compare(w, x, y, torch.float32)
        x = rng.integers(-3, 4, size=(n, d)).astype(float)  # exact, in any dtype
        x[:, 0] = 1
        for large in (1.0, 10.0, 1000.0):
            w = large * rng.integers(-3, 4, size=(d, k))
            y = rng.integers(k, size=n)
            compare(w, x, y, torch.float64)
            compare(w, x, y, torch.float32)
    ones = torch.ones(2, 2, dtype=torch.float64)
    labels = torch.tensor([0, 1])
    checks.true(
        "new tensors",
        checks.returns_new_tensors(cost_and_gradient, ones, ones, labels),
        thought="Does a result share its memory with another one, or an argument?",
    )
    w, x = torch.tensor([[0.0, 1.0, 2.0]]).double(), torch.ones(2, 1).double()
    for order, first in (  # the classes in another order each time
        ([0, 1, 2], (w, x, torch.tensor([0, 0]))),
        ([2, 1, 0], (w, x, torch.tensor([0, 1]))),
        ([1, 0, 2], (w[:, [1, 0, 2]], 0 * x, torch.tensor([2, 0]))),
    ):
        places = torch.tensor([order.index(2), order.index(1)])
        then = (w[:, order], x, places)
        cost, slope = check_cost(
            checks.again(cost_and_gradient, first, then), (1, 3), torch.float64
        )
        slopes = np.array([0.0900306, -0.2552715, 0.1652410])
        checks.close(
            "the cost and the gradient of a second call, with other data",
            [checks.to_array(cost).item(), *checks.to_array(slope)[0]],
            [0.9076060, *slopes[order]],
            thought="Does each call go by what it is given, not by an earlier one?",
        )


# %% [markdown]
# The derivation, held against numbers. At random weights: the gradient against autograd, and entry by entry against central differences (Part 2.2); the matrix $\operatorname{diag}(p) - p\,p^\top$ of
# Lemma 4 against the differences of $p$; the eigenvalues of the whole Hessian against 0 and $L$. (This cell needs Exercises 1 to 3.)


# %%
def curvature_bound(inputs: torch.Tensor) -> float:
    """Return L of Lemma 4: no curvature of the cost is larger, at any weights."""
    return torch.linalg.eigvalsh(inputs.T @ inputs)[-1].item() / (2 * len(inputs))


def softmax_slopes(p: torch.Tensor) -> torch.Tensor:
    """Return diag(p) - p p^T for each row, shape ``[n, n_classes, n_classes]``."""
    return torch.diag_embed(p) - p[:, :, None] * p[:, None, :]


# %% tags=["demo"]
def show_derivatives(n_weights: int, seed: int) -> None:
    """Hold gradient, slopes and Hessian against autograd and differences."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes([40, 50, 60], LANE.means, LANE.mixing, generator)
    inputs, bound = with_ones(features), curvature_bound(with_ones(features))
    lowest, highest, worst, gap = math.inf, -math.inf, 0.0, 1e-5
    for _ in range(n_weights):
        weights = torch.randn(3, 3, generator=generator, dtype=torch.float64)
        cost, gradient = cost_and_gradient(weights, inputs, labels)
        leaf = weights.clone().requires_grad_()
        functional.cross_entropy(inputs @ leaf, labels).backward()
        assert leaf.grad is not None
        assert torch.allclose(leaf.grad, gradient, rtol=1e-9, atol=1e-12)
        assert gradient.sum(dim=1).abs().max() < 1e-12  # what one wins, others lose
        for j, k in np.ndindex(3, 3):
            move = torch.zeros_like(weights)
            move[j, k] = gap
            above, _ = cost_and_gradient(weights + move, inputs, labels)
            below, _ = cost_and_gradient(weights - move, inputs, labels)
            error = (above - below) / (2 * gap) - gradient[j, k]
            worst = max(worst, abs(error.item()))
        logits = inputs @ weights
        slopes = softmax_slopes(logits.softmax(dim=1))
        for k, move in enumerate(gap * torch.eye(3, dtype=torch.float64)):
            change = (logits + move).softmax(dim=1) - (logits - move).softmax(dim=1)
            assert torch.allclose(change / (2 * gap), slopes[:, k], atol=1e-8)
        hessian = torch.einsum("ni,nkl,nj->ikjl", inputs, slopes, inputs)
        eigenvalues = torch.linalg.eigvalsh(hessian.reshape(9, 9) / len(labels))
        assert (eigenvalues.abs() < 1e-12).sum() == 3  # moves that change nothing
        lowest = min(lowest, eigenvalues[0].item())
        highest = max(highest, eigenvalues[-1].item())
        lower, _ = cost_and_gradient(weights - gradient / bound, inputs, labels)
        assert lower <= cost
    print(f"{n_weights} weights: the largest error of a difference is", end=" ")
    print(f"{worst:.1e}; eigenvalues of the Hessian up to {highest:.3f}", end=", ")
    print(f"none below 0 but for rounding; L is {bound:.3f}")
    assert worst < 1e-8 and lowest > -1e-12 and highest <= bound


with checks.demonstration():
    show_derivatives(20, seed=274)

# %% [markdown]
# What to see: the derivation is right, to the accuracy of the differences. Three of the nine eigenvalues are 0: by Lemma 1, the same vector may be added to all columns, and the cost does not notice.
#
# And the link to Part 2.6: with two classes the softmax must be logistic regression. From zeros, the two columns move in opposite directions by the same amount, so their **difference**, which is the
# logistic weight vector, moves at twice the rate. **Predict**: softmax with the rate 0.5 makes the very steps of logistic regression with which rate? (This cell needs Exercises 1 and 3.)


# %% tags=["demo", "nbval-check-output"]
def show_two_classes(n_steps: int, seed: int) -> None:
    """Descend with a softmax of two classes, and with a sigmoid; compare."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes([60, 60], LANE.means[:2], LANE.mixing, generator)
    inputs = with_ones(features)
    weights, logistic = torch.zeros(3, 2).double(), torch.zeros(3).double()
    farthest = 0.0
    for _ in range(n_steps):
        weights = weights - 0.5 * cost_and_gradient(weights, inputs, labels)[1]
        errors = (inputs @ logistic).sigmoid() - labels
        logistic = logistic - 1.0 * inputs.T @ errors / len(labels)
        gaps = weights[:, 1] - weights[:, 0] - logistic
        farthest = max(farthest, gaps.abs().max().item())
    assert weights.sum(dim=1).abs().max() < 1e-12 and farthest < 1e-12
    print(f"softmax at rate 0.5 and logistic at rate 1: the same for {n_steps} steps")


with checks.demonstration():
    show_two_classes(200, seed=275)

# %% [markdown]
# ## Exercise 4: train with `nn.CrossEntropyLoss`
#
# *Medium, about 10 minutes.* In PyTorch the model is a module that returns logits, and `nn.CrossEntropyLoss` does softmax, logarithm and mean in one, from **logits** and whole-number labels. Train a given model in minibatches:
#
# - in each epoch draw **one** order of all examples with `torch.randperm(n, generator=generator)`, and draw nothing else from the generator;
# - go through this order in minibatches of `batch_size` examples; the last one is smaller if `batch_size` does not divide $n$, and counts as well;
# - on each minibatch, of whatever size and with whatever loss, make one forward pass and one step: the gradients are those of the mean cross-entropy of its logits (use `nn.CrossEntropyLoss` or the function `cross_entropy`), with nothing left over from earlier steps. They come from `backward`, and `optimiser.step()` follows;
# - train for all `n_epochs`, whatever the losses do, even if they are no longer finite;
# - each module of the model stays in the mode (training or evaluation) that it has, also while you train.
#
# Return a new list with one plain Python float for each epoch: the mean of the losses of all $n$ examples. The loss of an example is the one in the forward pass that its own step was made from; make no second pass. So a minibatch of 2 counts half as much as one of 4.
#
# With 5 examples and a `batch_size` of 2 an epoch has three steps, on 2, 2 and 1 examples. If their mean losses are 1.0, 0.5 and 0.2, the entry is $(2 \cdot 1.0 + 2 \cdot 0.5 + 0.2) / 5 = 0.64$.
#
# <details><summary>Hint</summary>
#
# `order.split(batch_size)` cuts an order into pieces, the last one shorter if need be. `loss.item() * len(batch)` is the sum over a minibatch.
#
# </details>


# %%
def losses_by_hand(
    orders: Sequence[Sequence[int]], x: Sequence[float], y: Sequence[int], rate: float
) -> list[float]:
    """Return the mean losses of one-example steps from zeros. (The tests call it.)"""
    weights, biases, means = np.zeros(3), np.zeros(3), list[float]()
    for order in orders:
        total = 0.0
        for i in order:
            logits = weights * x[i] + biases
            logs = logits - np.logaddexp.reduce(logits)
            total -= float(logs[y[i]])
            errors = np.exp(logs) - np.eye(3)[y[i]]  # Lemma 3
            weights, biases = weights - rate * errors * x[i], biases - rate * errors
        means.append(total / len(order))
    return means


# %% exercise="train" task=3
def train(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    """Train a classifier in minibatches, and return the mean loss of each epoch.

    Args:
        model: Turns features into logits of shape ``[n, n_classes]``. It is trained in
            place, and each module keeps its mode.
        optimiser: Holds the parameters of the model.
        features: Shape ``[n, d]``, dtype of the model, on the CPU; n is at least 1.
        labels: The class of each example, shape ``[n]``, int64.
        n_epochs: Number of epochs, at least 0.
        batch_size: Number of examples in a minibatch, at least 1; it may be above n.
        generator: Draws the orders, on the CPU.

    Returns:
        The mean loss in each epoch, plain Python floats.
    """
    # BEGIN SOLUTION
    losses, n = list[float](), len(labels)
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / n)
    return losses
    # END SOLUTION


# %% test="train" points=1
def test_train() -> None:
    features = torch.tensor([[2.0], [2.0], [2.0]])
    labels = torch.tensor([1, 1, 1])
    for n_epochs, batch_size, losses, weight, left_over, thought in (
        (0, 2, [], 0.0, 0.0, "No epoch, no step, no loss."),
        (1, 3, [0.6931472], 1.0, 0.0, "One minibatch of three: one step."),
        (1, 9, [0.6931472], 1.0, 0.0, "A minibatch need not be full."),
        (2, 3, [0.6931472, 0.0067153], 1.0133857, 0.0, "A step in each epoch."),
        (1, 2, [0.4643366], 1.0133857, 0.0, "Two steps: 2 examples, then 1."),
        (1, 3, [0.6931472], 1.0, 50.0, "Old gradients must not count."),
    ):
        model = nn.Linear(1, 2)
        for parameter in model.parameters():
            nn.init.zeros_(parameter)
            parameter.grad = torch.full_like(parameter, left_over)
        optimiser = torch.optim.SGD(model.parameters(), lr=1.0)
        generator = torch.Generator().manual_seed(0)
        with checks.unchanged(features=features, labels=labels):
            found = checks.attempt(
                *(train, model, optimiser, features, labels),
                *(n_epochs, batch_size, generator),
            )
        kind = "A list of Python floats: `.item()` makes one of a tensor."
        found = checks.instance("the losses", found, list, thought=kind)
        for loss in found:
            checks.equal("a loss", type(loss).__name__, "float", thought=kind)
        what = f"after {n_epochs} epochs with minibatches of {batch_size}"
        checks.close(f"the losses {what}", found, losses, thought=thought, rtol=1e-4)
        checks.close(
            f"the weight of class 1 {what}",
            model.weight[1],
            [weight],
            thought=thought,
            rtol=1e-4,
        )
    # Three different examples, one in each minibatch: the order decides.
    features, labels = torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([0, 1, 2])
    model = nn.Linear(1, 3)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    generator, twin = (torch.Generator().manual_seed(3) for _ in range(2))
    found = checks.attempt(train, model, optimiser, features, labels, 2, 1, generator)
    orders = [torch.randperm(3, generator=twin).tolist() for _ in range(2)]
    checks.close(
        "the losses of three examples in two epochs, one by one in a random order",
        found,
        losses_by_hand(orders, [1.0, 2.0, 4.0], [0, 1, 2], rate=0.5),
        thought="A new order from torch.randperm in each epoch; labels go along.",
        rtol=1e-4,
    )


# %% hidden="train" points=2
def hidden_train() -> None:
    rng = np.random.default_rng(274)
    for n, d, k, n_epochs, batch_size, rate, momentum, size in (
        (1, 1, 2, 3, 1, 0.5, 0.0, 1.0),
        (5, 3, 4, 3, 2, 0.3, 0.0, 1.0),
        (7, 2, 3, 2, 1, 0.2, 0.9, 1.0),
        (6, 4, 3, 4, 3, 0.7, 0.5, 1.0),
        (20, 2, 5, 3, 8, 0.4, 0.0, 1.0),
        (9, 5, 2, 5, 40, 0.5, 0.9, 1.0),
        (33, 3, 3, 2, 16, 0.2, 0.0, 1.0),
        (4, 2, 1, 25, 3, 0.5, 0.0, 1.0),  # one class: every loss is 0
        (5, 2, 3, 25, 2, 0.0, 0.0, 1.0),  # the loss stays as it is
        (5, 2, 3, 25, 2, -0.05, 0.0, 1.0),  # uphill: it only rises
        (3, 1, 2, 60, 2, 0.5, 0.0, 1.0),
        (6, 2, 3, 2, 4, 1e-6, 0.0, 3000.0),
        (7, 1, 1, 4, 3, 0.5, 0.9, 1.0),  # no loss, and weights that decay
        (8, 2, 2, 4, 3, 0.5, 0.9, 3000.0),  # hardly any loss, if the model is right
    ):
        decay = 0.2 if momentum == 0.9 and n_epochs == 4 else 0.0
        x, y = size * rng.normal(size=(n, d)), rng.integers(k, size=n)
        w, b = rng.normal(size=(k, d)), rng.normal(size=k)
        if decay and k > 1:  # all examples are right, and far from the boundary
            y = (x @ (w[1] - w[0]) + b[1] - b[0] > 0).astype(np.int64)
        layer = nn.Linear(d, k).double()
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(w))
            layer.bias.copy_(torch.tensor(b))
        model = nn.Sequential(layer) if n == 7 else layer
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 100.0)
        sgd = torch.optim.SGD(
            *(model.parameters(), abs(rate), momentum),
            weight_decay=decay,
            maximize=rate < 0,
        )
        seed = int(rng.integers(2**31))
        twin = torch.Generator().manual_seed(seed)
        speed_w, speed_b, losses = np.zeros_like(w), np.zeros_like(b), list[float]()
        for _ in range(n_epochs):
            order, total = torch.randperm(n, generator=twin).tolist(), 0.0
            for start in range(0, n, batch_size):
                rows = order[start : start + batch_size]
                slope_w, slope_b = np.zeros_like(w), np.zeros_like(b)
                for i in rows:
                    z = w @ x[i] + b
                    total += float(np.logaddexp.reduce(z - z[y[i]]))
                    error = np.array(
                        [np.exp(-np.logaddexp.reduce(z - one)) for one in z]
                    )
                    error[y[i]] -= 1
                    slope_w += np.outer(error, x[i]) / len(rows)
                    slope_b += error / len(rows)
                speed_w = momentum * speed_w + slope_w + decay * w
                speed_b = momentum * speed_b + slope_b + decay * b
                w, b = w - rate * speed_w, b - rate * speed_b
            losses.append(total / n)
        features, labels = torch.from_numpy(x), torch.from_numpy(y)
        generator = torch.Generator().manual_seed(seed)
        with checks.unchanged(features=features, labels=labels):
            found = checks.attempt(
                *(train, model, sgd, features, labels),
                *(n_epochs, batch_size, generator),
            )
        thought = "Is it a list of plain Python floats, one for each epoch?"
        found = checks.instance("the losses", found, list, thought=thought)
        checks.equal("the number of losses", len(found), n_epochs, thought=thought)
        for loss in found:
            checks.equal("a loss", type(loss).__name__, "float", thought=thought)
        kept = list(found)
        checks.close(
            "the losses",
            found,
            losses,
            thought="Is it the mean over all examples, each in its own minibatch?",
            rtol=1e-6,
            atol=1e-9,
        )
        thought = (
            "Is there one step for each minibatch of the drawn order, all of them?"
        )
        for what, parameter, wanted in (
            ("the weights", layer.weight, w),
            ("the biases", layer.bias, b),
        ):
            checks.close(what, parameter, wanted, thought=thought, rtol=1e-6, atol=1e-9)
        checks.true(
            "what was drawn from the generator",
            torch.equal(generator.get_state(), twin.get_state()),
            thought="One order for each epoch, and nothing else?",
        )
        again = checks.attempt(
            train, model, sgd, features, labels, 0, batch_size, generator
        )
        checks.equal("the losses of no epoch", again, [], thought="No epoch, no loss?")
        checks.equal(
            "the losses of the first call, after a second one",
            found,
            kept,
            thought="Does each call make a list of its own?",
        )
    # Losses that are no longer finite, in all epochs but the first.
    layer = nn.Linear(1, 2).double()
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
    sgd = torch.optim.SGD(layer.parameters(), lr=1e200)
    generator, twin = (torch.Generator().manual_seed(8) for _ in range(2))
    features, labels = torch.ones(3, 1).double() * 1e200, torch.tensor([0, 1, 1])
    found = checks.attempt(train, layer, sgd, features, labels, 6, 3, generator)
    for _ in range(6):
        torch.randperm(3, generator=twin)
    thought = "Are there as many epochs as asked for, whatever the losses do?"
    found = checks.instance("the losses", found, list, thought=thought)
    checks.equal("the number of losses", len(found), 6, thought=thought)
    checks.true(
        "what was drawn from the generator",
        torch.equal(generator.get_state(), twin.get_state()),
        thought=thought,
    )
    # A deeper model, the optimiser's own state, and modules in either mode.
    for share, trains, drops, norms, n in (
        (0.5, False, False, False, 9),  # the last minibatch has one example
        (0.5, True, False, True, 11),
        (1, False, True, False, 11),
        (0.5, True, False, False, 5),
        (0.5, False, False, True, 12),
    ):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(27)
            first, last = nn.Linear(3, 4).double(), nn.Linear(4, 3).double()
        norm, twin_norm = (nn.BatchNorm1d(4, affine=False).double() for _ in range(2))
        for one in (norm, twin_norm):
            one.running_mean, one.running_var = torch.ones(2, 4).double()
        deep = nn.Sequential(first, norm, nn.Tanh(), nn.Dropout(share), last)
        deep.train(trains)
        deep[3].train(drops)  # with a share of 1 it then makes zeros of all
        for one in (norm, twin_norm):
            one.train(norms)  # its running means move with each forward pass
        twin_first, twin_last = copy.deepcopy(first), copy.deepcopy(last)
        features = torch.tensor(rng.normal(size=(n, 3)))
        labels = torch.tensor(rng.integers(3, size=n))
        mine, theirs = (
            torch.optim.Adam([*one.parameters(), *other.parameters()], lr=0.05)
            for one, other in ((first, last), (twin_first, twin_last))
        )
        generator, twin = (torch.Generator().manual_seed(9) for _ in range(2))
        modes = [one.training for one in deep.modules()]
        for epochs in (2, 1):
            checks.attempt(train, deep, mine, features, labels, epochs, 4, generator)
            for _ in range(epochs):
                for rows in torch.randperm(n, generator=twin).split(4):
                    inside = twin_norm(twin_first(features[rows])).tanh()
                    hidden = inside * (0 if drops else 1)
                    logs = twin_last(hidden).log_softmax(dim=1)
                    theirs.zero_grad()
                    (-logs.gather(1, labels[rows][:, None]).mean()).backward()
                    theirs.step()
        checks.equal(
            "the modes of the modules",
            [one.training for one in deep.modules()],
            modes,
            thought="Does each module keep the mode that it has?",
        )
        checks.close(
            "the running means of a module",
            norm.get_buffer("running_mean"),
            checks.to_array(twin_norm.get_buffer("running_mean")),
            thought="Is there one forward pass for each minibatch, and no other?",
            rtol=1e-6,
            atol=1e-9,
        )
        for layer, other in ((first, twin_first), (last, twin_last)):
            for what in ("weight", "bias"):
                checks.close(
                    "the parameters of a deeper model",
                    getattr(layer, what),
                    getattr(other, what).detach().numpy(),
                    thought="The optimiser's own steps, each module in its own mode?",
                    rtol=1e-6,
                    atol=1e-9,
                )


# %% [markdown]
# Now the driver's notes: 150 for each action, a layer `nn.Linear(2, 3)`, 40 epochs. Beside it runs the **most common mistake** with this loss: a model that ends in a softmax. Nothing crashes. But the
# loss takes the probabilities for logits, and applies a second softmax to them. A probability lies between 0 and 1, so even a perfect model has the logits $(1, 0, 0)$, and its loss is $-\log \frac{e}{e + 2} = 0.5514$. **Predict**: what
# do the two curves look like, and how large is the difference in accuracy? (This cell needs Exercises 1 and 4.)


# %% tags=["demo"] alt="Mean loss against the epoch, mean of five runs each, with narrow bands. Trained on logits, the loss falls to 0.29 in forty epochs. Trained on probabilities, it falls to 0.74 only, and stays above a dotted horizontal line at 0.551."
def new_model(n_classes: int, *, ends_in_softmax: bool = False) -> nn.Sequential:
    """Return a linear model of two features that begins at zeros, float64."""
    layer = nn.Linear(2, n_classes).double()
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return nn.Sequential(layer, nn.Softmax(dim=1) if ends_in_softmax else nn.Identity())


class Run(NamedTuple):
    """What came of one training."""

    losses: list[float]
    accuracy: float
    """On fresh data."""
    promised: float
    """What the exact weights promise there."""


def run_lane(seed: int, *, ends_in_softmax: bool) -> Run:
    """Train on 150 notes of each action; judge on 3,000 fresh ones of each."""
    generator = torch.Generator().manual_seed(seed)
    features, labels = draw_classes([150] * 3, LANE.means, LANE.mixing, generator)
    model = new_model(3, ends_in_softmax=ends_in_softmax)
    sgd = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = train(model, sgd, features, labels, 40, 64, generator)
    fresh, fresh_labels = draw_classes([3000] * 3, LANE.means, LANE.mixing, generator)
    with torch.no_grad():
        accuracy = accuracy_of(model(fresh), fresh_labels)
    exact = (with_ones(fresh) @ exact_weights(LANE, [1, 1, 1])).softmax(dim=1)
    return Run(losses, accuracy, exact.max(dim=1).values.mean().item())


FLOOR = math.log(1 + 2 / math.e)
"""The smallest loss of three probabilities that are taken for logits."""


def show_runs(seeds: range) -> Figure:
    """Train on logits and on probabilities; print, assert and draw."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    colours = plots.colours_of(["logits", "probabilities"])
    for name, wrong in (("logits", False), ("probabilities", True)):
        runs = [run_lane(seed, ends_in_softmax=wrong) for seed in seeds]
        losses = [run.losses for run in runs]
        accuracy = np.mean([run.accuracy for run in runs])
        promised = np.mean([run.promised for run in runs])
        last = np.mean([one[-8:] for one in losses])
        print(f"{name:13}, {len(runs)} runs: loss {last:.3f}, fresh accuracy", end=" ")
        print(f"{accuracy:.3f} of at most {promised:.3f}")
        epochs = np.arange(1, 41)
        plots.curve_with_interval(
            axes, epochs, losses, label=name, colour=colours[name]
        )
        assert accuracy > promised - 0.02
        if wrong:
            assert min(map(min, losses)) > FLOOR
        else:
            assert last < 0.35
    axes.axhline(FLOOR, color="black", linestyle=":", label="floor 0.5514")
    axes.set(xlabel="epoch", ylabel="mean loss", ylim=(0, None))
    axes.legend()
    return figure


with checks.demonstration():
    show_runs(range(5))
    plt.show()

# %% [markdown]
# What to see: the accuracy hardly suffers, which is why the mistake lives so long in so many programs. But the loss cannot fall below its floor. And what about the **probabilities**? Take a single state, in which the driver steers left
# 5 times out of 10, keeps the wheel 3 times, and steers right twice. With logits of its own for this state, a model can have any probabilities. **Predict** those that each of the two losses leads to.


# %% tags=["demo", "nbval-check-output"]
def fitted_policy(shares: torch.Tensor, *, twice: bool) -> torch.Tensor:
    """Descend on the cross-entropy of the shares; return the probabilities."""
    logits = torch.zeros_like(shares, requires_grad=True)
    sgd = torch.optim.SGD([logits], lr=4.0)
    for _ in range(2000):
        p = logits.softmax(dim=0)
        sgd.zero_grad()
        functional.cross_entropy(p if twice else logits, shares).backward()
        sgd.step()
    return logits.detach().softmax(dim=0)


def show_policies() -> None:
    """Print what a driver's shares become with one softmax, and with two."""
    shares = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
    once, twice = (fitted_policy(shares, twice=twice) for twice in (False, True))
    for name, policy in (("driver", shares), ("once", once), ("twice", twice)):
        print(f"{name:6}", [round(p, 2) for p in policy.tolist()])
    assert torch.allclose(once, shares, atol=1e-9)
    wanted = shares.log() + (1 - shares.log().sum()) / 3  # softmax of it: the shares
    print("twice, the loss wants", [round(p, 2) for p in wanted.tolist()])
    assert wanted[2] < 0  # out of reach, so p2 goes to 0, where both slopes agree:
    c = math.exp(-0.5)  # q0 - 0.5 = q1 - 0.3 for q = softmax(p), p0 + p1 = 1
    half = math.log((0.2 * c + math.sqrt(0.04 * c * c + 3.84)) / 1.6)
    edge = torch.tensor([0.5 + half, 0.5 - half, 0.0], dtype=torch.float64)
    assert torch.allclose(twice, edge, atol=0.01)


show_policies()

# %% [markdown]
# What to see: one softmax finds the driver's shares. With two, the loss wants a softmax of **probabilities** to be $(0.5, 0.3, 0.2)$, for which they would have to be $(0.81, 0.30, -0.11)$.
# That is out of reach, so it goes to the edge, to $(0.76, 0.23, 0)$, rounded: it hardly ever steers right. The most frequent action is still
# the most frequent one, so the accuracy has nothing to say. But an agent that **draws** its actions has another policy. If your loss of $K$ classes stops above $\log\bigl(1 + (K - 1) / e\bigr)$, look for a softmax too many.
#
# ## Why not simply squared errors?
#
# One could also fit the one-hot rows $Y$ by least squares (Part 2.4) and predict the class with the largest output. **Predict** what happens to the class in the middle, `keep`. (This cell needs Exercises 1 and 4.)


# %% tags=["demo"]
def recalls(predicted: torch.Tensor, labels: torch.Tensor) -> list[float]:
    """Return for each class the share of its examples that are predicted right."""
    return [
        (predicted[labels == k] == k).double().mean().item()
        for k in range(int(labels.max()) + 1)
    ]


def show_masking(seeds: range) -> None:
    """Fit one-hot rows by least squares, and by softmax; print recalls."""
    found: dict[str, list[list[float]]] = {"least squares": [], "softmax": []}
    flatness = list[float]()
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        features, labels = draw_classes([150] * 3, LANE.means, LANE.mixing, generator)
        fresh, fresh_labels = draw_classes(
            [1000] * 3, LANE.means, LANE.mixing, generator
        )
        one_hot = functional.one_hot(labels, 3).double()
        lines = torch.linalg.lstsq(with_ones(features), one_hot).solution
        flatness.append((lines[1:, 1].norm() / lines[1:, 0].norm()).item())
        outputs = with_ones(fresh) @ lines
        found["least squares"].append(recalls(outputs.argmax(dim=1), fresh_labels))
        model = new_model(3)
        sgd = torch.optim.SGD(model.parameters(), lr=0.5)
        train(model, sgd, features, labels, 20, 64, generator)
        with torch.no_grad():
            predicted = model(fresh).argmax(dim=1)
        found["softmax"].append(recalls(predicted, fresh_labels))
    for name, shares in found.items():
        means = np.mean(shares, axis=0)
        print(f"{name:13}, mean of {len(shares)} runs: predicted right", end=" ")
        print(", ".join(f"{k} {m:.1%}" for k, m in zip(LANE.names, means, strict=True)))
    middle = np.array([shares[1] for shares in found["least squares"]])
    print(f"slope of the output for keep: at most {max(flatness):.2f} of that for left")
    assert max(flatness) < 0.4
    assert middle.mean() < 0.2 and np.min(found["softmax"]) > 0.65


with checks.demonstration():
    show_masking(range(5))

# %% [markdown]
# What to see: least squares hardly ever predicts `keep`. Seen along the line of the three means, the indicator of `keep` is 0, 1, 0. The best straight line through that is flat, at about $\frac13$, and one of the two sloping lines of the
# others lies above it nearly everywhere. The class is **masked** (Hastie and others, section 4.2). The softmax does not fit indicators. It only needs the logit of `keep` to be **larger than the others**, and three straight lines can arrange that.
#
# ## Exercise 5: the regions
#
# *Medium, about 15 minutes.* Draw which class a model predicts at each point of a grid, and the examples, in one panel (one `Axes`):
#
# - **one picture** of coloured cells, drawn with a single call of `pcolormesh` (or `imshow`): each cell is centred at its `(x[j], y[i])`, x to the right, y upwards, and has the colour of the class that is predicted at its centre (where two logits are equal, of either);
# - above the cells the examples of each class as markers, with the name of the class in a legend: `names[k]` for the label $k$, also if the class is predicted nowhere. The classes have different colours **and** markers of different shapes;
# - the cells of a class have the colour of its markers, but **paler**: with an `alpha` from 0.1 to 0.9, or mixed with white so that 10 to 90 % of the colour are left;
# - in the region of each class that is predicted somewhere on the grid, be it a single cell, a text with the name of the class, above the cells: the middle of the printed text lies in the region, within the cells. A class that is predicted nowhere has no text;
# - all cells are in view, to the edges of the outer ones. The panel has a label on x and one on y.
#
# Return the `Figure`, a new one at each call. The model stays as it is, with its mode (training or evaluation) and the `requires_grad` of each parameter. Text, markers and the legend may cover each other.
#
# A model with the logits $(f_1, f_2, 0)$ predicts class 0 at $(2, 1)$, class 1 at $(1, 2)$, and class 2 at $(-1, -1)$.
#
# <details><summary>Hint</summary>
#
# `grid = torch.cartesian_prod(x, y)` has all points as rows, and `.reshape(len(x), len(y)).T` brings what belongs to them into the rows and columns of a picture. `ListedColormap(colours)` with
# `vmin=-0.5, vmax=K - 0.5` paints class $k$ with `colours[k]`, also if some class is missing. `with torch.no_grad():` keeps autograd out. Regions are convex (Lemma 5), so the mean of all grid points of a class lies in its region.
#
# Why not `contourf` of the class numbers? Between a region of class 0 and one of class 2 it would draw a strip of class 1.
#
# </details>


# %%
CELLS = (AxesImage, QuadMesh, PolyQuadMesh)
"""What pcolormesh and imshow draw."""

MARKERS = (Line2D, PathCollection)
"""What plot and scatter draw."""


def edges_of(axes: Axes) -> list[float]:
    """Return left, right, lower and upper edge of all cells. (The tests call it.)"""
    found: list[float] = []
    for image in axes.images:
        left, right, low, high = image.get_extent()
        found = [*sorted((left, right)), *sorted((low, high))]
    for mark in axes.collections:
        if isinstance(mark, QuadMesh | PolyQuadMesh):
            x, y = np.moveaxis(np.asarray(mark.get_coordinates()), -1, 0)
            found = [x.min(), x.max(), y.min(), y.max()]
    return found


def are_below(axes: Axes) -> bool:
    """Whether the cells are drawn before markers and texts. (The tests call it.)"""
    order = sorted(axes.get_children(), key=lambda one: one.get_zorder())
    cells = [i for i, one in enumerate(order) if isinstance(one, CELLS)]
    rest = [i for i, one in enumerate(order) if isinstance(one, MARKERS)]
    texts = [one.get_zorder() for one in axes.texts]
    floor = max((order[i].get_zorder() for i in cells), default=0.0)
    return max(cells, default=0) < min(rest, default=len(order)) and all(
        one >= floor for one in texts
    )


def logits_at(model: nn.Module, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the logits of a model at each x and y, in a last axis."""
    points = torch.tensor(np.stack([x, y], axis=-1))
    with torch.no_grad():
        dtype = next(model.parameters()).dtype
        return (
            model(points.to(dtype).reshape(-1, 2))
            .double()
            .numpy()
            .reshape(*x.shape, -1)
        )


def check_cells(
    axes: Axes,
    logits: np.ndarray,
    markers: dict[str, np.ndarray],
    thought: str,
) -> None:
    """Check the colours of the cells of each class. (The tests call it.)"""
    one = "One picture, drawn with pcolormesh or imshow."
    checks.equal("the number of pictures", len(checks.pictures(axes)), 1, thought=one)
    seen = np.asarray(checks.colours_in_cells(axes))[::-1]  # lowest row first
    checks.equal(
        "rows and columns of cells",
        list(seen.shape[:2]),
        list(logits.shape[:2]),
        thought="A row for each y, a column for each x, all of the grid.",
    )
    paper = seen[..., :3] * seen[..., 3:] + 1 - seen[..., 3:]  # on white
    ordered = np.sort(logits, axis=-1)
    is_sure = np.ones(logits.shape[:2], dtype=bool)
    if logits.shape[-1] > 1:
        is_sure = ordered[..., -1] - ordered[..., -2] > 1e-5 * np.ptp(logits)
    predicted, shown = logits.argmax(axis=-1), dict[str, np.ndarray]()
    for k, (name, colours) in enumerate(markers.items()):
        own = paper[(predicted == k) & is_sure]
        if not len(own):
            continue
        checks.true(
            f"one colour for {name!r}",
            np.ptp(own, axis=0).max() < 0.02,
            thought=thought,
        )
        ink, cell = 1 - colours[0, :3], 1 - own[0]
        share = float(ink @ cell / (ink @ ink))
        checks.true(
            f"the cells of {name!r} in a paler tone of its markers",
            np.abs(cell - share * ink).max() < 0.03 and 0.08 < share < 0.92,
            thought="The same colour mixed with white; is each class its own number?",
        )
        shown[name] = np.append(own[0], 1.0)[None]
    checks.told_apart("the cells of the classes", shown, thought=thought)


def check_regions(
    figure: Figure,
    model: nn.Module,
    features: torch.Tensor,
    labels: torch.Tensor,
    names: Sequence[str],
    x: torch.Tensor,
    y: torch.Tensor,
) -> None:
    """Check all that the picture of the regions must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    points, classes = np.array(features.tolist()), np.array(labels.tolist())
    colours, places = dict[str, np.ndarray](), {}
    for k, name in enumerate(names):
        own = points[classes == k]
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
    checks.told_apart("the classes", colours, thought="Each class has its colour.")
    checks.shapes_told_apart(
        "the classes, for eyes that see no colours",
        axes,
        places,
        thought="Each class has its marker: circles, squares, triangles ...",
    )
    xs, ys = np.array(x.tolist()), np.array(y.tolist())
    step_x, step_y = xs[1] - xs[0], ys[1] - ys[0]
    grid_x, grid_y = np.meshgrid(xs, ys)
    logits = logits_at(model, grid_x, grid_y)
    check_cells(
        axes,
        logits,
        colours,
        thought="Each cell in the colour of the class that is predicted at its centre.",
    )
    checks.true(
        "markers and texts above the cells",
        are_below(axes),
        thought="What is drawn later, or has a higher zorder, lies above.",
    )
    edges = [
        *(xs[0] - step_x / 2, xs[-1] + step_x / 2),
        *(ys[0] - step_y / 2, ys[-1] + step_y / 2),
    ]
    scale = np.array([step_x, step_x, step_y, step_y])
    checks.close(
        "the outer edges of the cells, in cells",
        np.array(edges_of(axes)) / scale,
        np.array(edges) / scale,
        thought="Each cell is centred at its x and y.",
        rtol=0.0,
        atol=0.02,
    )
    checks.in_view(
        "the cells",
        axes,
        x=np.array(edges[:2]) + 0.01 * step_x * np.array([1, -1]),
        y=np.array(edges[2:]) + 0.01 * step_y * np.array([1, -1]),
        thought="Do the limits of the axes cut cells off?",
    )
    shown, room = set(logits.argmax(axis=-1).ravel().tolist()), 0.01 * np.ptp(logits)
    for k, name in enumerate(names):
        spots = [
            (a, b) for text, a, b in checks.texts_at(axes) if checks.says(text, name)
        ]
        checks.true(
            f"a text {name!r}, if it is predicted anywhere",
            bool(spots) == (k in shown),
            thought="Each region carries its name, and only what is there has one.",
        )
        for a, b in spots:
            here = logits_at(model, np.array(a), np.array(b))
            inside = edges[0] <= a <= edges[1] and edges[2] <= b <= edges[3]
            checks.true(
                f"the text {name!r} in its own region",
                bool(inside and here[k] >= here.max() - room),
                thought="Which class is predicted at the middle of the text?",
            )


# %% exercise="regions_figure" task=4
def regions_figure(
    model: nn.Module,
    features: torch.Tensor,
    labels: torch.Tensor,
    names: Sequence[str],
    x: torch.Tensor,
    y: torch.Tensor,
) -> Figure:
    """Draw the regions in which each class is predicted, and the examples.

    Args:
        model: Turns features into logits of shape ``[n, n_classes]`` that are linear
            in the features, and the same in every mode.
        features: Examples, shape ``[n, 2]``, dtype of the model, on the CPU. The grid
            covers them all.
        labels: The class of each, shape ``[n]``, int64. Each class occurs.
        names: Name of each class: two to five different names, of letters only.
        x: First features of the grid, ascending and equally spaced, shape ``[n_x]``,
            dtype of the model; at least 20.
        y: Second features of the grid, the same, shape ``[n_y]``.

    Returns:
        A figure with one panel.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)  # [n_x * n_y]
    axes.pcolormesh(
        x.numpy(),
        y.numpy(),
        predicted.reshape(len(x), len(y)).T.numpy(),
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(names) - 0.5,
        alpha=0.3,
    )
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            across, up = grid[predicted == k].mean(dim=0).tolist()
            box = {"facecolor": "white", "alpha": 0.8}
            axes.text(across, up, name, ha="center", va="center", bbox=box)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend(loc="upper right")
    return figure
    # END SOLUTION


# %% test="regions_figure" points=1
def test_regions_figure() -> None:
    features = torch.tensor([[2.0, 1.0], [1.0, 2.0], [-1.0, -1.0], [-1.0, -2.0]])
    x, y = torch.linspace(-2.5, 2.5, 26), torch.linspace(-3.0, 3.0, 31)
    for weight, given, names in (
        ([[1, 0], [0, 1], [0, 0]], [0, 1, 2, 2], ("cat", "dog", "bird")),
        ([[1, 0], [0, 1], [0, 0]], [1, 2, 0, 1], ("left", "keep", "right")),
        ([[1, 0], [-1, 0], [0, 0]], [0, 1, 2, 2], ("left", "right", "never")),
    ):
        model = nn.Linear(2, 3)
        with torch.no_grad():
            model.weight.copy_(torch.tensor(weight))
            model.bias.zero_()
            if "never" in names:
                model.bias[2] = -1.0
        arguments = model, features, torch.tensor(given), names, x, y
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="A new figure each time, with one panel, and both labels.",
        )
        check_regions(figure, *arguments)


# %% hidden="regions_figure" points=2
def hidden_regions_figure() -> None:
    rng = np.random.default_rng(275)
    for n, names, centre, spread, n_x, n_y, dtype, rows in (
        (9, ("up", "down"), (0.0, 0.0), (1.0, 1.0), 20, 33, torch.float64, None),
        (
            40,
            ("a", "b", "c", "d"),
            (0.0, 900.0),
            (3.0, 8.0),
            41,
            24,
            torch.float64,
            None,
        ),
        (
            60,
            ("red", "green", "blue"),
            (-70.0, 3.0),
            (20.0, 0.1),
            30,
            50,
            torch.float64,
            None,
        ),
        (
            25,
            ("one", "two", "three", "four", "five"),
            (5.0, 5.0),
            (2.0, 2.0),
            45,
            45,
            torch.float32,
            None,
        ),
        (
            12,
            ("never", "left", "keep", "right"),
            (0.0, 0.0),
            (2.0, 2.0),
            30,
            27,
            torch.float32,
            (1, 3),
        ),
        (
            12,
            ("left", "keep", "never"),
            (1.0, 0.0),
            (2.0, 5.0),
            28,
            30,
            torch.float64,
            (0, 1),
        ),
        (7, ("no", "always"), (0.0, 0.0), (1.0, 3.0), 22, 31, torch.float64, (1,)),
        (
            9,
            ("west", "narrowmiddle", "east"),
            (4.0, 0.0),
            (2.0, 2.0),
            41,
            30,
            torch.float64,
            None,
        ),
        (
            450,
            ("many", "corner"),
            (3.0, -2.0),
            (1.0, 4.0),
            64,
            70,
            torch.float64,
            None,
        ),
    ):
        k, middle, size = len(names), np.array(centre), np.array(spread)
        turns = np.linspace(0, 2 * np.pi, k, endpoint=False) + rng.uniform(0.2, 0.4)
        w = np.stack([np.cos(turns), np.sin(turns)], axis=1)
        b = 0.15 * rng.normal(size=k)
        if "narrowmiddle" in names:  # a strip that is narrower than its name
            w, b = np.array([[-1, 0], [0, 0], [1, 0]]), np.array([0, 0.06, 0])
        if "corner" in names:  # a region of few cells
            w, b = np.array([[0, 0], [1, 1]]), np.array([0, -2.42])
        if rows is not None:  # some classes are predicted nowhere
            b[[one for one in range(k) if one not in rows]] = -9.0
        layer = nn.Linear(2, k).to(dtype)
        with torch.no_grad():  # logits of where a point lies, in units of the spread
            layer.weight.copy_(torch.tensor(w / size))
            layer.bias.copy_(torch.tensor(b - w @ (middle / size)))
        model = nn.Sequential(nn.Dropout(0.0), layer)
        model.train(n % 2 == 0)
        layer.bias.requires_grad_(n % 4 == 1)
        points = middle + size * rng.uniform(-1, 1, size=(n, 2))
        given = np.append(np.arange(k), rng.integers(k, size=n - k))
        rng.shuffle(given)
        x, y = (
            torch.linspace(m - 1.2 * s, m + 1.3 * s, count, dtype=torch.float64).to(
                dtype
            )
            for m, s, count in zip(middle, size, (n_x, n_y), strict=True)
        )
        features, labels = torch.tensor(points).to(dtype), torch.tensor(given)
        arguments = model, features, labels, names, x, y
        figure = checks.figure_of(
            regions_figure,
            *arguments,
            n_axes=1,
            thought="A new figure each time, one panel, both labels?",
        )
        check_regions(figure, *arguments)
    moved = copy.deepcopy(model)
    with torch.no_grad():
        moved.get_parameter("1.weight").neg_()
    then = (moved, features.flip(0), labels, names, x, y)
    figure = checks.again(regions_figure, arguments, then)
    checks.figure(figure, n_axes=1, thought="Is it a figure with one panel?")
    check_regions(figure, *then)


# %% [markdown]
# Your picture of the driver's notes, and of five clouds, where the regions are polygons. The cell also tries Lemma 5: the middle between two points of a region must be in the region. (This cell needs Exercises 1, 4 and 5.)


# %% tags=["demo"] alt="Two pictures. In the first, three parallel diagonal strips: left at the upper right, keep in the middle, right at the lower left, each with its name and with its examples as circles, squares or triangles. In the second, a four-sided region with straight edges, centre, lies between the regions north, west, south and east, which reach to the edge of the picture; each holds its own cloud of examples and its name."
FIVE = World(
    ("north", "west", "south", "east", "centre"),
    torch.tensor([[0, 2], [-2, 0.3], [-0.4, -2], [2, -0.3], [0, 0]]).double(),
    torch.tensor([[0.45, 0.0], [0.1, 0.4]]).double(),
)
"""Five clouds of one shape."""


def show_regions(world: World, seed: int) -> None:
    """Train on 60 examples of each class, draw the regions, and try Lemma 5."""
    generator = torch.Generator().manual_seed(seed)
    k = len(world.names)
    features, labels = draw_classes([60] * k, world.means, world.mixing, generator)
    model = new_model(k)
    sgd = torch.optim.SGD(model.parameters(), lr=0.5)
    train(model, sgd, features, labels, 40, 32, generator)
    reach = features.abs().max().item() + 0.1
    side = torch.linspace(-reach, reach, 160, dtype=torch.float64)
    figure = regions_figure(model, features, labels, world.names, side, side)
    if world is LANE:
        figure.axes[0].set(xlabel="offset in m", ylabel="drift in m/s")
    plt.show()
    a, b = reach * (
        2 * torch.rand(2, 20_000, 2, generator=generator, dtype=torch.float64) - 1
    )
    with torch.no_grad():
        at_a, at_b, between = (model(p).argmax(dim=1) for p in (a, b, (a + b) / 2))
    same = at_a == at_b
    assert (between[same] == at_a[same]).all() and same.sum() > 1000
    print(f"{int(same.sum())} pairs in one region: so is the middle of each", end="; ")
    with torch.no_grad():
        print(f"accuracy on these examples {accuracy_of(model(features), labels):.3f}")


with checks.demonstration():
    show_regions(LANE, seed=276)
    show_regions(FIVE, seed=277)

# %% [markdown]
# What to see: straight boundaries, convex regions, as Lemma 5 says. A class that encloses another one is beyond a softmax of linear logits; that takes features of features, which a hidden layer makes (Part 3.2).
#
# ## A softmax policy
#
# The driver is replaced by an agent. For one state it keeps a **preference** $h(a)$ for each action, and draws its action from $\pi = \operatorname{softmax}(h)$ (Sutton and Barto, sections 2.8 and 13.1). Take Lemma 3, with the action in the place of the label and $-\log \pi(a)$ as the loss:
#
# $$\frac{\partial \log \pi(a)}{\partial h(b)} = \mathbf 1\{a = b\} - \pi(b) .$$
#
# **Lemma 7.** On average over the agent's own actions this vector is zero. If action $a$ pays $q(a)$ on average, then $J = \sum_a \pi(a)\, q(a)$ has the derivatives $\;\partial J / \partial h(b) = \pi(b)\, \bigl(q(b) - J\bigr)$.
#
# *Proof.* $\sum_a \pi(a) (\mathbf 1\{a = b\} - \pi(b)) = \pi(b) - \pi(b) = 0$. For the second claim, $\partial \pi(a) / \partial h(b) = \pi(a)\,(\mathbf 1\{a = b\} - \pi(b))$ by Lemma 4. Multiply by $q(a)$ and sum over $a$: $\pi(b)\, q(b) - \pi(b) J$. $\blacksquare$
#
# Both, held against autograd and against an average over draws: the agent sees only its own action $A$ and its own reward $R$, and $R\,(\mathbf 1\{A = b\} - \pi(b))$ must have the right mean.


# %% tags=["demo"]
def show_policy(n: int, seed: int) -> None:
    """Hold Lemma 7 against autograd, and against the mean over n draws."""
    generator = torch.Generator().manual_seed(seed)
    preferences = torch.tensor([0.5, 0.0, -0.5], dtype=torch.float64)
    values = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
    policy = preferences.softmax(dim=0)
    scores = torch.eye(3, dtype=torch.float64) - policy  # row a: grad of log pi(a)
    for a in range(3):
        leaf = preferences.clone().requires_grad_()
        leaf.log_softmax(dim=0)[a].backward()
        assert leaf.grad is not None and torch.allclose(leaf.grad, scores[a])
    assert (policy @ scores).abs().max() < 1e-12
    exact = policy * (values - policy @ values)
    leaf = preferences.clone().requires_grad_()
    (leaf.softmax(dim=0) @ values).backward()
    assert leaf.grad is not None and torch.allclose(leaf.grad, exact)
    actions = torch.multinomial(policy, n, replacement=True, generator=generator)
    noise = torch.randn(n, generator=generator, dtype=torch.float64)
    terms = (values[actions] + noise)[:, None] * scores[actions]
    error = terms.std(dim=0) / math.sqrt(n)
    for name, one in (("exact", exact), ("mean of draws", terms.mean(dim=0))):
        print(f"{name:13}: gradient", [round(entry, 3) for entry in one.tolist()])
    assert ((terms.mean(dim=0) - exact).abs() < 4.5 * error).all()


show_policy(100_000, seed=278)

# %% [markdown]
# What to see: from its own actions and rewards alone, the agent's average step is the gradient of what it earns. That is REINFORCE (Part 5.5) and the gradient bandit (Part 4.3), in one state.
#
# **Where it fades.** Three actions, and only the last one pays: $q = (0, 0, 1)$. But the agent has been misled: its first action has the preference $c$, the others 0. We compare two ways up, with the same rate and without any noise: the gradient of $J$ (Lemma 7), and
# a **teacher** who names the right action and lowers the cross-entropy (Lemma 3). **Predict**: for $c = 4$, where the right action has a probability of 1.8 %, how many steps does each need to bring it to 90 %? Then move the slider.


# %% tags=["demo"] alt="Probability of the right action against the step, on a logarithmic scale of steps, for a wrong preference of 4. With a teacher the curve rises at once and passes 0.9 after 17 steps. By rewards it stays below 0.1 for some 50 steps and passes 0.9 after 83."
PAYS = torch.tensor([0.0, 0.0, 1.0], dtype=torch.float64)
"""What each of the three actions pays."""


def by_rewards(policy: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the expected reward (Lemma 7)."""
    return policy * (PAYS - policy @ PAYS)


def by_teacher(policy: torch.Tensor) -> torch.Tensor:
    """Return minus the gradient of the cross-entropy of the right action (Lemma 3)."""
    return PAYS - policy  # the right action, one-hot, less the policy


def climb(
    way: Callable[[torch.Tensor], torch.Tensor], wrong: float, n_steps: int
) -> list[float]:
    """Return the probability of the right action before each step, rate 0.5."""
    preferences = torch.tensor([wrong, 0.0, 0.0], dtype=torch.float64)
    found = list[float]()
    for _ in range(n_steps):
        policy = preferences.softmax(dim=0)
        found.append(policy[2].item())
        preferences = preferences + 0.5 * way(policy)
    return found


def steps_to(found: list[float], share: float) -> int:
    """Return how many steps it takes until the probability is at least this share.

    Raises:
        ValueError: It never is.
    """
    there = np.flatnonzero(np.array(found) >= share)
    if not len(there):
        raise ValueError(f"{len(found)} steps do not reach a probability of {share}")
    return int(there[0])


def climb_figure(wrong: float) -> Figure:
    """Draw the two ways up from a wrong preference."""
    figure, axes = plt.subplots(figsize=(6.4, 3.4))
    for name, way in (("by rewards", by_rewards), ("by a teacher", by_teacher)):
        found = climb(way, wrong, 2500)
        colour = plots.PALETTE[0 if way is by_rewards else 1]
        label = f"{name}: 90 % after {steps_to(found, 0.9)} steps"
        axes.semilogx(range(1, 2501), found, label=label, **plots.look_of(colour))
    axes.set(xlabel="step", ylabel="probability of the right action", ylim=(0, 1))
    axes.set_title(f"preference of a wrong action: {wrong:g}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


controls.interactive_figure(
    climb_figure, wrong=controls.slider(0.0, 6.0, 0.5, 4.0, "wrong preference c")
)


# %% tags=["demo", "nbval-check-output"]
def show_climbs() -> None:
    """Print how many steps the two ways take, for several wrong preferences."""
    needed: dict[float, tuple[int, int]] = {}
    for wrong in (0.0, 2.0, 4.0, 6.0, 8.0):
        rewards, teacher = (
            steps_to(climb(way, wrong, 5000), 0.9) for way in (by_rewards, by_teacher)
        )
        needed[wrong] = rewards, teacher
        print(f"c = {wrong:g}: by rewards {rewards:4} steps, by a teacher {teacher:2}")
    slower = [needed[c + 2][0] / needed[c][0] for c in (0.0, 2.0, 4.0, 6.0)]
    print("each 2 more, by rewards: times", [round(one, 1) for one in slower])
    assert slower == sorted(slower) and 6 < slower[-1] < math.e**2
    assert needed[8.0][1] < 1.5 * needed[0.0][1]


show_climbs()

# %% [markdown]
# What to see: the teacher pushes with $1 - \pi(a)$, so the more wrong the policy is, the harder. The rewards push with $\pi(b)\,(q(b) - J)$: an action that is hardly ever tried is hardly ever learned from. Each further 2 in the wrong preference makes the way longer, in the end by a factor near $e^2 = 7.4$. And this is the exact gradient. An agent that has to
# **draw** its actions must in addition be lucky enough to try the right one. So a softmax policy should begin near zero preferences, and should not become sure too early: Part 5.6 pays it to stay undecided, with a bonus for entropy.

# %% [markdown]
# ## Summary and outlook
#
# - **Softmax** makes probabilities of any logits. Only their differences count. With two classes it made the very steps of logistic regression, at twice the rate.
# - **Stable**: subtract the largest logit first, and compute the logarithm directly. In `float32` the plain formula failed for logits of 89 and more, and where all were $-110$ or less. A logit of $-\infty$ rules an action out, exactly.
# - **The gradient** is $X^\top (P - Y) / n$. At 20 random weight matrices it agreed with autograd, and with differences to $10^{-8}$ or better. But for rounding no curvature was below 0, and none was above $L$.
# - **Logits, not probabilities**: with a softmax too many the loss stayed above 0.5514 in all 5 runs, while the accuracy was nearly the same (0.888, and 0.891 without). A policy of $(0.5, 0.3, 0.2)$ became $(0.76, 0.23, 0)$.
# - **Least squares** masked the class in the middle: it found 4 % of its examples, the softmax 80 % (mean of 5 runs).
# - **Regions** are convex, with straight boundaries.
# - **A softmax policy** has $\partial \log \pi(a) / \partial h(b) = \mathbf 1\{a = b\} - \pi(b)$. From a wrong preference of 6, the gradient of the reward needed 435 steps to the right action, a teacher 17.
#
# **Where it leads**: Part 2.8 builds and judges a whole classifier. Part 3.2 puts a hidden layer in front, for regions that are not convex. Parts 4.3 and 5.5 let softmax policies learn from rewards, and Part 5.6 keeps them from becoming sure too early.
#
# **Further reading**: Goodfellow, Bengio and Courville, section 6.2.2.3, on what a softmax does to its gradient; Hastie, Tibshirani and Friedman, section 4.3, on clouds with one covariance (linear discriminant analysis), and with several; Sutton and Barto, section 2.8,
# where the gradient bandit is derived.
