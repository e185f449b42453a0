# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.4: Linear regression from scratch"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A robot has been dropped at many places in a corridor, and each time somebody wrote down where it started and what return it got. The returns are noisy: from
# one and the same place it was sometimes lucky and sometimes not. Which straight line says best what a place is worth?
#
# This question has an answer that can be **calculated**, in one step, without any learning rate. That makes linear regression the best place to
# learn how to train: you can run gradient descent, by hand and with autograd, and afterwards ask a judge who knows the truth. You will not have that luxury again
# with a network. And the same few lines let an agent estimate values from features: this is where function approximation in reinforcement learning begins.
#
# **After this part you can**
#
# - fit a line to data in three ways (by the normal equations, by gradient descent with tensors alone, by autograd and an optimiser) and hold them against each other;
# - say why the best predictions are a projection, and how fast gradient descent approaches them;
# - measure a fit by $R^2$, and explain how it can be negative;
# - estimate values from noisy returns, and tell noise in the returns from a mistake in the values.
#
# **Builds on** Part 1.6 (the product of a matrix and a vector), Part 1.7 (projections), Part 2.1 (gradient descent), Part 2.2 (autograd) and Part 2.3
# (the mean squared error and its surface).
#
# **Time** about 35 minutes to read, 55 to work.
#
# **Sources** Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2nd edition, 2009), section 3.2; Strang, *Introduction to
# Linear Algebra* (5th edition, 2016), section 4.3; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 9.2 to 9.4
# and 9.8.

# %%
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from rlcourse import checks
from rlcourse.figures import controls, plots
from torch import Tensor

plots.use_style()

# %% [markdown]
# ## The mathematics
#
# We have $n$ examples. Example $i$ has $d$ **features** $x_{i1}, \dots, x_{id}$ and a **target** $y_i$. A linear model has a **weight** for each feature and
# a **bias**, and it predicts
#
# $$\hat y_i = w_1 x_{i1} + \dots + w_d x_{id} + b .$$
#
# Put weights and bias into one vector $\theta = (w_1, \dots, w_d, b)$, and let $X$ be the table of the features **with a column of ones** at its right. Then all
# predictions together are $\hat y = X\theta$, and the cost is the mean squared error of Part 2.3,
#
# $$J(\theta) = \frac1n \lVert X\theta - y \rVert^2 .$$
#
# **Lemma 1 (the normal equations).** The cost is smallest at $\hat\theta$ exactly if
#
# $$X^\top X\, \hat\theta = X^\top y .$$
#
# If no column of $X$ is a combination of the others, there is exactly one such $\hat\theta$.
#
# *Proof.* The prediction $\hat y_i$ changes with $\theta_j$ at the rate $X_{ij}$. By the chain rule $\partial J / \partial \theta_j = \frac2n \sum_i (\hat y_i - y_i) X_{ij}$,
# and for all $j$ at once
#
# $$\nabla J(\theta) = \tfrac2n X^\top (X\theta - y) .$$
#
# At the smallest cost it is zero, and those are the equations. Now let $\hat\theta$ solve them. The proof of Lemma 4 in Part 2.3 used nothing
# but a gradient of zero, so $J(\theta) = J(\hat\theta) + \frac1n \lVert X(\theta - \hat\theta) \rVert^2$ for every $\theta$, which is never below $J(\hat\theta)$. And it
# is equal only where $X(\theta - \hat\theta) = 0$: if no column is a combination of the others, only at $\theta = \hat\theta$. $\blacksquare$
#
# **As a projection.** The equations say $X^\top (y - X\hat\theta) = 0$: what is left over, the **residual** $y - X\hat\theta$, has a dot product of zero with each
# column of $X$. Think of $y$ as one arrow with $n$ entries. All vectors $X\theta$ together form a plane, spanned by the columns, and the best predictions are the
# point of this plane where the way to $y$ leaves at a right angle: the **projection** of $y$. With a single column $x$ and no bias the equation reads
# $(x \cdot x)\, w = x \cdot y$, which is the projection of Part 1.7. And the column of ones says that the residuals sum to zero.
#
# **Lemma 2 (how gradient descent approaches).** With $A = \frac1n X^\top X$, each step of gradient descent with the learning rate $\eta$ does
#
# $$\theta_{k+1} - \hat\theta = (I - 2\eta A)\,(\theta_k - \hat\theta) .$$
#
# *Proof.* By Lemma 1, $X^\top y = X^\top X \hat\theta$, so the gradient is $\frac2n X^\top X (\theta - \hat\theta) = 2A(\theta - \hat\theta)$. Subtract $\eta$ times it. $\blacksquare$
#
# So along an eigenvector of $A$ with eigenvalue $\lambda$, the distance is multiplied by $1 - 2\eta\lambda$ at each step. As in Part 2.1, gradient descent converges from every start
# exactly for $0 < \eta < 1 / \lambda_{\max}$, and the flattest direction is the last to arrive.
#
# **How good is a fit?** A cost of 0.7 says little, since it depends on the units of $y$. Compare it with the cost of a model without features, which predicts
# the mean $\bar y$ always:
#
# $$R^2 = 1 - \frac{\sum_i (y_i - \hat y_i)^2}{\sum_i (y_i - \bar y)^2} .$$
#
# It is 1 for perfect predictions, 0 for a model that is as good as the mean, and **negative for one that is worse**.
#
# **Lemma 3.** On the data that $\hat\theta$ was fitted to, $0 \le R^2 \le 1$.
#
# *Proof.* Split $y - \bar y \mathbf 1 = (y - \hat y) + (\hat y - \bar y \mathbf 1)$, where $\mathbf 1$ is the column of ones. The first part is at a right angle to
# all columns of $X$ (Lemma 1), the second is a combination of columns, so their dot product is zero, and by Pythagoras
# $\sum_i (y_i - \bar y)^2 = \sum_i (y_i - \hat y_i)^2 + \sum_i (\hat y_i - \bar y)^2$. Hence the fraction lies between 0 and 1. $\blacksquare$
#
# On other data, **held out** from the fit, no right angle is promised, and then nothing keeps $R^2$ above zero.
#
# **Values from returns.** Now $S$ is a random state, $G$ the return from there, and $v(s)$ the value: the expected return from $s$. Nobody can see $v(S)$;
# the targets are returns. Does that spoil the fit?
#
# **Lemma 4.** For every function $\hat v$ of the state,
#
# $$\mathbb{E}\bigl[(G - \hat v(S))^2\bigr] = \mathbb{E}\bigl[(G - v(S))^2\bigr] + \mathbb{E}\bigl[(v(S) - \hat v(S))^2\bigr] .$$
#
# *Proof.* Square $(G - v(S)) + (v(S) - \hat v(S))$. In a given state $s$ the second bracket is fixed and the first has the mean $v(s) - v(s) = 0$, so the mixed term has
# the mean 0 in each state. $\blacksquare$
#
# The first term is the noise of the returns, which no $\hat v$ can change. So whoever regresses returns on features looks for **the weights whose values are nearest to the
# true ones**, without ever seeing a true one. Sutton and Barto call the second term the mean squared value error.
#
# In pseudocode:
#
# ```text
# Linear regression by gradient descent
# input: features x (n rows of d numbers), targets y, learning rate η, number of steps K
# 1  w ← d zeros,  b ← 0
# 2  repeat K times:
# 3      e ← x w + b - y                  all n errors at once
# 4      record the mean of e²
# 5      w ← w - η (2/n) xᵀ e             both gradients from the same errors
# 6      b ← b - η (2/n) Σ e
# 7  return w, b, the records
#
# Linear regression by the normal equations
# 1  X ← x with a column of ones at its right
# 2  solve (Xᵀ X) θ = Xᵀ y for θ
# 3  return w = θ without its last number,  b = its last number
# ```
#
# ## From mathematics to code
#
# All numbers of this part are `float64`, on the CPU: the data are tiny, and a judge should have digits to spare. Where an exercise says *a plain number*, it means
# a number of Python or NumPy, no tensor. No function that you write changes its arguments.
#
# | symbol | meaning | in code | shape |
# |---|---|---|---|
# | $x$ | features, a row for each example | `features` | `[n, d]` |
# | $y$, $\hat y$ | targets, predictions | `targets`, `predictions` | `[n]` |
# | $w$, $b$ | weights, bias | `weights`, `bias` | `[d]`, `[]` |
# | $X$ | features with a column of ones | `design` | `[n, d + 1]` |
# | $\theta$, $\hat\theta$ | weights and bias; the best ones | `theta`, `best` | `[d + 1]` |
# | $e$ | errors, prediction minus target | `errors` | `[n]` |
# | $\eta$ | learning rate | `learning_rate` | a number |
# | $A$, $\lambda$ | $X^\top X / n$, its eigenvalues | `shape`, `eigenvalues` | `[d + 1, d + 1]`, `[d + 1]` |
# | $G$, $v$ | returns, values | `returns`, `values` | `[n]`, `[19]` |

# %% [markdown]
# ## Two pictures of one fit
#
# Three points: $(0, 1)$, $(1, 5)$ and $(2, 3)$. On the left you see them as usual, with a line and its errors. On the right is the picture behind
# the lemma: the three targets are **one** point $y = (1, 5, 3)$ in space, and all predictions that a line can make lie in the plane of the columns
# $(0, 1, 2)$ and $(1, 1, 1)$. Space is turned so that this plane lies flat, like a floor, with $y$ above it. The broken line leads from the predictions to $y$; its squared
# length is $n$ times the cost.
#
# **Try:** with the two sliders, find the line with the smallest cost. What happens on the right meanwhile? (If you see no sliders, this is a static
# copy, with a weight of 2 and a bias of 2.)


# %% tags=["demo"] alt="Two panels for the line of weight 2 and bias 2. Left, three points, the line, and its errors. Right, a flat grey plane with the target y above it. The predictions lie on the plane, away from the foot of the vertical through y, which is marked with a star as the projection of y."
three_x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64)
three_y = torch.tensor([1.0, 5.0, 3.0], dtype=torch.float64)
three_design = torch.stack([three_x, torch.ones(3, dtype=torch.float64)], dim=1)
# Three directions at right angles: two in the plane of the columns, one out of it.
turned = torch.tensor([[1.0, 1, 1], [-1, 0, 1], [-1, 2, -1]], dtype=torch.float64)
turned = turned / turned.norm(dim=1, keepdim=True)


def two_pictures(weight: float, bias: float) -> Figure:
    """Draw a line through three points, and its predictions in the column plane."""
    predictions = three_design @ torch.tensor([weight, bias], dtype=torch.float64)
    best = torch.linalg.solve(three_design.T @ three_design, three_design.T @ three_y)
    nearest = three_design @ best
    figure = plt.figure(figsize=(9.5, 4.2), layout="constrained")
    left = figure.add_subplot(1, 2, 1)
    orange = plots.PALETTE[1]
    left.plot(three_x, three_y, "o", color="black", label="targets")
    left.axline((0, bias), slope=weight, color=plots.PALETTE[0], label="predictions")
    left.vlines(three_x, predictions, three_y, orange, "--", label="errors")
    left.set(xlabel="feature $x$", ylabel="target $y$", xlim=(-0.3, 2.3), ylim=(-1, 8))
    left.legend(loc="upper left")
    right = figure.add_subplot(1, 2, 2, projection="3d")
    floor = np.meshgrid([0.0, 10.0], [-1.0, 4.0])
    right.plot_surface(*floor, np.zeros((2, 2)), color="0.7", alpha=0.4)
    for end, name, colour, style in (
        (predictions, "errors", orange, "--"),
        (nearest, "shortest way", "0.4", ":"),
    ):
        way = turned @ torch.stack([end, three_y], dim=1)  # [3, 2]
        right.plot(*way.numpy(), color=colour, linestyle=style, label=name)
    for point, marker, colour, name in (
        (three_y, "o", "black", "targets $y$"),
        (predictions, "s", plots.PALETTE[0], "predictions $X\\theta$"),
        (nearest, "*", "0.4", "projection of $y$"),
    ):
        place = (turned @ point).numpy()[:, None]  # [3, 1]
        right.plot(*place, marker, color=colour, markersize=9, label=name)
    right.set(xlabel="in the plane", ylabel="in the plane", zlabel="out of it")
    right.set(xlim=(0, 10), ylim=(-1, 4), zlim=(0, 4), zticks=range(5))
    right.set_box_aspect((10, 5, 4))  # equal units
    right.view_init(elev=20, azim=-60)
    right.legend(loc="upper left", fontsize="x-small")
    cost, least = ((one - three_y).square().mean() for one in (predictions, nearest))
    figure.suptitle(f"weight {weight:.2f}, bias {bias:.2f}: cost {cost:.3f}")
    assert cost >= least - 1e-12
    return figure


controls.interactive_figure(
    two_pictures,
    weight=controls.slider(-0.5, 2.5, 0.1, 2.0, "weight"),
    bias=controls.slider(0.0, 4.0, 0.1, 2.0, "bias"),
)

# %% [markdown]
# What to see: on the right the cost falls as the predictions approach the star, the foot of the vertical through $y$, and nowhere is it smaller. By hand, the normal equations are
# quick: $X^\top X = \begin{pmatrix} 5 & 3 \\ 3 & 3 \end{pmatrix}$ and $X^\top y = (11, 9)$, so $5w + 3b = 11$ and $3w + 3b = 9$. Subtract: $w = 1$, and then $b = 2$. The residuals
# $y - \hat y$ are $(-1, 2, -1)$. They sum to 0, and so they do when each is multiplied by its $x$. Is that so in general?


# %% tags=["demo", "nbval-check-output"]
def check_projection(n_problems: int) -> None:
    """Hold Lemmas 1 and 3 on random problems, against 1,000 other parameters each."""
    generator = torch.Generator().manual_seed(24)
    for _ in range(n_problems):
        drawn = torch.randn(20, 4, generator=generator, dtype=torch.float64)
        design = torch.cat(
            [drawn[:, :3], torch.ones(20, 1, dtype=torch.float64)], dim=1
        )
        y = drawn[:, 3]
        best = torch.linalg.solve(design.T @ design, design.T @ y)
        residual = y - design @ best
        assert torch.allclose(design.T @ residual, torch.zeros(4).double(), atol=1e-12)
        others = best + torch.randn(1000, 4, generator=generator, dtype=torch.float64)
        assert ((y - others @ design.T).square().sum(dim=1) > residual @ residual).all()
        around, fitted = y - y.mean(), design @ best - y.mean()
        pieces = residual @ residual + fitted @ fitted
        assert torch.isclose(around @ around, pieces)  # Pythagoras in Lemma 3
    print(f"{n_problems} problems: residuals at a right angle to every column,")
    print("no other parameters as good, and R2 between 0 and 1 where it was fitted")


check_projection(50)
three_best = torch.linalg.solve(three_design.T @ three_design, three_design.T @ three_y)
print("three points:", [round(number, 4) for number in three_best.tolist()])
assert torch.allclose(three_best, torch.tensor([1.0, 2.0]).double())

# %% [markdown]
# ## Exercise 1: data with a known truth
#
# *Easy, about 5 minutes.* To judge a method we need data of which we know the truth. Draw $n$ examples:
#
# - each feature is drawn from the standard normal distribution;
# - each target is $w \cdot x + b$ plus noise, drawn from a normal distribution with the mean 0 and the **standard deviation** `noise`.
#
# All these random numbers, features and noise, are independent of each other. All come from the generator that is passed in, in whatever order you like; the next call with it draws others. With weights $(2, -1)$, a bias of 3 and no noise, an example with the features $(1, 4)$ has the target $2 - 4 + 3 = 1$.
#
# <details><summary>Hint</summary>
#
# `torch.randn(n, d, generator=generator, dtype=torch.float64)` draws a table. A standard normal number, multiplied by $\sigma$, has the standard deviation $\sigma$.
#
# </details>


# %% exercise="linear_data" task=1
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Draw examples of a linear model with noise.

    Args:
        n: Number of examples, at least 1.
        weights: The true weights, shape ``[d]``, float64, d at least 1.
        bias: The true bias.
        noise: Standard deviation of the noise in the targets, at least 0.
        generator: Draws all random numbers, on the CPU.

    Returns:
        Features, shape ``[n, d]``, and targets, shape ``[n]``; float64.
    """
    # BEGIN SOLUTION
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck
    # END SOLUTION


# %% test="linear_data" points=1
def test_linear_data() -> None:
    weights = torch.tensor([2.0, -1.0], dtype=torch.float64)

    def draw(n: int, noise: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        with checks.unchanged(weights=weights):
            found = checks.attempt(linear_data, n, weights, 3.0, noise, generator)
        pair = "Return two tensors of float64: the features, then the targets."
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("the number of results", len(found), 2, thought=pair)
        for what, one, shape in (
            ("features", found[0], (n, 2)),
            ("targets", found[1], (n,)),
        ):
            checks.tensor(what, one, shape=shape, dtype=torch.float64, thought=pair)
        return found

    generator = torch.Generator().manual_seed(1)
    x, y = draw(4, 0.0, generator)
    checks.close(
        "targets without noise",
        *(y, 2 * x[:, 0] - x[:, 1] + 3),
        thought="Weight times feature, summed, plus the bias.",
    )
    x, y = draw(4000, 0.5, generator)
    luck = y - (2 * x[:, 0] - x[:, 1] + 3)
    checks.close(
        "the standard deviation of the noise",
        *(luck.std().item(), 0.5),
        thought="Is `noise` the standard deviation, and not the variance?",
        rtol=0.1,
    )
    checks.close(
        "mean and standard deviation of the features",
        [x.mean().item(), x.std().item()],
        [0.0, 1.0],
        thought="Standard normal: torch.randn, not torch.rand.",
        atol=0.1,
    )


# %% hidden="linear_data" points=1
def hidden_linear_data() -> None:
    generator = torch.Generator().manual_seed(241)
    thought = "Are they two tensors of float64, in the shapes asked for?"
    for n, d, bias, noise in (
        (1, 1, -2.0, 0.0),
        (1, 3, 0.5, 2.0),
        (7, 1, 1e6, 0.0),
        (5, 40, -1.0, 0.0),
        (20_000, 1, 0.0, 3.0),
        (20_000, 2, 100.0, 0.1),
        (20_000, 3, -5.0, 20.0),
        (8000, 6, 0.3, 1e-3),
    ):
        weights = torch.randn(2 * d, generator=generator, dtype=torch.float64)[::2]
        with checks.unchanged(weights=weights):
            found = checks.attempt(linear_data, n, weights, bias, noise, generator)
        found = checks.instance("the result", found, tuple, thought=thought)
        checks.equal("how many", len(found), 2, thought=thought)
        x, y = (
            checks.tensor(
                "each", one, shape=shape, dtype=torch.float64, thought=thought
            )
            for one, shape in zip(found, ((n, d), (n,)), strict=True)
        )
        luck = y - sum(w * x[:, j] for j, w in enumerate(weights.tolist())) - bias
        if noise == 0:
            checks.close(
                "targets without noise",
                *(luck, torch.zeros_like(luck)),
                thought="Is each target right where there is no noise?",
                atol=1e-9 * (1 + abs(bias)),
            )
        if n < 1000:
            continue
        columns = torch.cat([x, luck[:, None] / noise], dim=1)
        together = columns.T @ columns / n
        checks.close(
            "the spread of features and noise, and what they have in common",
            *(together, torch.eye(d + 1)),
            thought="Standard normal features, noise of the right spread, independent?",
            atol=0.08,
        )
        checks.close(
            "their means",
            *(columns.mean(dim=0), torch.zeros(d + 1)),
            thought="Has the noise, has each feature the mean 0?",
            atol=0.06,
        )
        for size, share in (
            (0.5, 0.38292),
            (1.0, 0.68269),
            (2.0, 0.9545),
            (3.0, 0.9973),
        ):
            checks.close(
                "how many of them are how large",
                (columns.abs() < size).double().mean(dim=0),
                np.full(d + 1, share),
                thought="Is all drawn from a normal distribution, also far out?",
                atol=5 * (share * (1 - share) / n) ** 0.5,
            )
        different = len(torch.unique(columns.abs().round(decimals=9)))
        checks.true(
            "numbers that were drawn once and used twice, perhaps with the other sign",
            different > 0.95 * columns.numel(),
            thought="Is every number of the features and of the noise drawn afresh?",
        )
        together = (columns[1:] * columns[:-1]).mean(dim=0)
        checks.close(
            "what neighbouring rows have in common",
            *(together, torch.zeros(d + 1)),
            thought="Is each example drawn on its own?",
            atol=0.08,
        )
    # Many small sets: in each, no number may follow from the others.
    weights = torch.tensor([0.5, -2.0], dtype=torch.float64)
    sets = checks.each(linear_data, [(4, weights, 1.0, 0.5, generator)] * 2000)
    x = torch.stack([one[0] for one in sets])
    luck = (torch.stack([one[1] for one in sets]) - x @ weights - 1.0) / 0.5
    columns = torch.cat([x.flatten(start_dim=1), luck], dim=1)
    checks.close(
        "what the numbers of one small set have in common",
        *(columns.T @ columns / len(columns), torch.eye(12)),
        thought="Is every number drawn on its own, whatever the others are?",
        atol=0.17,
    )
    one = torch.ones(1, dtype=torch.float64)
    checks.makes_no_generator(
        linear_data, thought="Does the generator that is passed in draw everything?"
    )
    for n in (1, 3):
        first, second = checks.each(linear_data, [(n, one, 0.0, 1.0, generator)] * 2)
        checks.true(
            "two calls with one generator",
            not torch.equal(first[0], second[0])
            and not torch.equal(first[1] - first[0][:, 0], second[1] - second[0][:, 0]),
            thought="Does the next call with the same generator draw other numbers?",
        )
        checks.draws_only_from_its_generator(
            lambda source, n=n: checks.attempt(linear_data, n, one, 0.0, 1.0, source),
            kind="torch",
            thought="Does all randomness come from the generator that is passed in?",
        )
    checks.true(
        "tensors of their own",
        checks.returns_new_tensors(linear_data, 3, one, 0.0, 0.0, generator),
        thought="Does a result share its memory with a former result?",
    )


# %% [markdown]
# ## Exercise 2: the training loop, with tensors alone
#
# *Medium, about 10 minutes.* Fit weights and bias by gradient descent on the mean squared error, as in the pseudocode: start at zero, calculate in `float64` throughout, and let each step use **all** examples.
# Make all steps, also where the learning rate is too large and the loss grows. No autograd, no optimiser (NumPy inside is fine); the gradients stand in the mathematics section, and in lines 5 and 6.
#
# One example with the feature 2 and the target 6, a learning rate of 0.1 and two steps: the first error is $-6$, so $w = 0 + 0.1 \cdot 2 \cdot 6 \cdot 2 = 2.4$ and
# $b = 1.2$. Now the prediction is exactly 6, and the second step changes nothing. The losses, each taken **before** its step, are 36 and 0. With no step at all, weights and bias are zero and the list is empty.
#
# <details><summary>Hint</summary>
#
# `errors = features @ weights + bias - targets` first, and both gradients from these same errors: whoever updates the weights and then computes the errors afresh
# for the bias takes another path. `features.T @ errors` sums over the examples.
#
# </details>


# %% exercise="fit_by_hand" task=2 forbid="torch.autograd torch.func torch.optim"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    """Fit a linear model by gradient descent, with gradients worked out by hand.

    Args:
        features: Shape ``[n, d]``, float64, n and d at least 1.
        targets: Shape ``[n]``, float64.
        learning_rate: Multiple of the gradient by which each step moves.
        n_steps: Number of steps, at least 0.

    Returns:
        The weights, shape ``[d]``, and the bias, shape ``[]``, float64; and the mean
        squared error before each step, a list of ``n_steps`` plain numbers. Tensors and
        list are new ones at each call.
    """
    # BEGIN SOLUTION
    weights = torch.zeros(features.shape[1], dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    losses: list[float] = []
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        losses.append(errors.square().mean().item())
        weights = weights - learning_rate * 2 * features.T @ errors / len(errors)
        bias = bias - learning_rate * 2 * errors.mean()
    return weights, bias, losses
    # END SOLUTION


# %% test="fit_by_hand" points=1
def test_fit_by_hand() -> None:
    for x, y, n_steps, w, b, losses, thought in (
        ([[2.0]], [6.0], 2, [2.4], 1.2, [36.0, 0.0], "The example of the statement."),
        ([[2.0]], [6.0], 0, [0.0], 0.0, [], "No step: all is zero."),
        (
            [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0]],
            [4.0, 8.0, 0.0, 4.0],
            *(1, [0.2, 0.8], 0.8, [24.0]),
            "The mean over four examples: 2/n times the sum.",
        ),
        (
            [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0]],
            [4.0, 8.0, 0.0, 4.0],
            *(2, [0.35, 1.36], 1.35, [24.0, 12.81]),
            "Both gradients come from the same errors.",
        ),
    ):
        features = torch.tensor(x, dtype=torch.float64)
        targets = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(fit_by_hand, features, targets, 0.1, n_steps)
        three = "Return the weights, the bias, and the list of losses."
        found = checks.instance("the result", found, tuple, thought=three)
        checks.equal("the number of results", len(found), 3, thought=three)
        for what, one, shape, expected in (
            (f"the weights after {n_steps} steps", found[0], (len(w),), w),
            (f"the bias after {n_steps} steps", found[1], (), b),
        ):
            one = checks.tensor(
                what, one, shape=shape, dtype=torch.float64, thought=three
            )
            checks.close(what, one, expected, thought=thought)
        checks.instance("the losses", found[2], list, thought="A list of numbers.")
        for loss in found[2]:
            checks.number("a loss", loss, thought="`.item()` makes a plain number.")
        checks.close("the losses", found[2], losses, thought=thought)
    used = checks.names_in(fit_by_hand)
    ready = {"backward", "autograd", "requires_grad", "requires_grad_", "optim"}
    checks.true(
        "gradients by hand",
        ready.isdisjoint(used),
        thought="Here the gradients are yours: no autograd, no optimiser.",
    )


# %% hidden="fit_by_hand" points=2
def hidden_fit_by_hand() -> None:
    rng = np.random.default_rng(242)
    three = "Are they two tensors of float64 and a list of plain numbers?"
    for n, d, rate, n_steps, scale in (
        (1, 1, 0.1, 3, 1.0),
        (1, 5, 0.05, 4, 1.0),
        (5, 5, 0.1, 7, 1.0),  # as many examples as features
        (6, 1, 0.3, 1, 1.0),
        (30, 2, 0.1, 200, 1.0),
        (9, 3, 0.9, 12, 1.0),  # runs away
        (50, 70, 0.01, 20, 1.0),
        (2000, 3, 0.2, 40, 1.0),
        (12, 2, 0.1, 30, 1e-6),
        (12, 2, 0.1, 30, 1e6),
        (12, 2, 0.0, 3, 1.0),
        (8, 2, 0.1, 0, 1.0),
        (40, 1, 1e-3, 2000, 1.0),
    ):
        x, y = rng.normal(size=(d, n)).T, scale * (rng.normal(size=n) + 2.0)
        features, targets = torch.from_numpy(x), torch.from_numpy(y)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(fit_by_hand, features, targets, rate, n_steps)
        found = checks.instance("the result", found, tuple, thought=three)
        checks.equal("how many", len(found), 3, thought=three)
        weights = checks.tensor(
            "the weights", found[0], shape=(d,), dtype=torch.float64, thought=three
        )
        bias = checks.tensor(
            "the bias", found[1], shape=(), dtype=torch.float64, thought=three
        )
        checks.instance("the losses", found[2], list, thought=three)
        for loss in found[2]:
            checks.number("a loss", loss, thought=three)
        # Written another way: one vector for weights and bias, and A and X^T y only.
        design = np.concatenate([x, np.ones((n, 1))], axis=1)
        shape, pull = design.T @ design / n, design.T @ y / n
        theta, losses = np.zeros(d + 1), list[float]()
        for _ in range(n_steps):
            losses.append(float(np.mean((design @ theta - y) ** 2)))
            theta = theta - 2 * rate * (shape @ theta - pull)
        size = float(np.abs(theta).max(initial=0.0))
        checks.close(
            "weights and bias",
            [*weights.tolist(), bias.item()],
            theta,
            thought="All examples in each step, gradients of the mean, from zero on?",
            rtol=1e-7,
            atol=1e-9 * size,
        )
        checks.close(
            "the losses",
            found[2],
            losses,
            thought="The mean squared error before each step, one for each?",
            rtol=1e-7,
            atol=1e-12 * scale**2,
        )
    used = checks.names_in(fit_by_hand)
    ready = {"backward", "autograd", "requires_grad", "requires_grad_", "optim"}
    checks.true(
        "gradients by hand",
        ready.isdisjoint(used),
        thought="Are the gradients your own, without autograd and optimiser?",
    )
    x, y = torch.ones(3, 2, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    for n_steps in (0, 2):
        checks.true(
            "tensors of their own",
            checks.returns_new_tensors(fit_by_hand, x, y, 0.1, n_steps),
            thought="Does a result share its memory with another one?",
        )
    # One example, met after one step; each call differs from the first in one thing.
    two, six = x[:1, :1] * 2, y[:1] * 6
    calls = [
        ((two, six, 0.1, 5), 2.4, 1.2, [36.0, 0.0, 0.0, 0.0, 0.0]),
        ((two, 2 * six, 0.1, 5), 4.8, 2.4, [144.0, 0.0, 0.0, 0.0, 0.0]),
        ((2 * two, six, 0.1, 1), 4.8, 1.2, [36.0]),
        ((two, six, 0.05, 1), 1.2, 0.6, [36.0]),
        ((two, six, 0.1, 1), 2.4, 1.2, [36.0]),
        ((two, six, 0.1, 0), 0.0, 0.0, []),
    ]
    everything = checks.each(fit_by_hand, [arguments for arguments, *_ in calls])
    for found, (_, w, b, losses) in zip(everything, calls, strict=True):
        thought = "Does each call return its own numbers, whatever was called before?"
        for one, expected in zip(found, ([w], b, losses), strict=True):
            checks.close("a result", one, expected, thought=thought, atol=1e-12)


# %% [markdown]
# ## Exercise 3: the closed form
#
# *Medium, about 10 minutes.* Now the judge. Return the weights and the bias with the smallest mean squared error, in one calculation: by the normal equations, or by any
# other way that works without iterating and without a learning rate, such as `torch.linalg.lstsq`.
#
# The features are such that Lemma 1 gives exactly one answer. They may be in very different units, and far from zero: one eigenvalue of $X^\top X$ may be up to $10^8$ times another one, and all of
# them count. In `float64` about half of the 16 digits are then left. Each number may be wrong by $10^{-6}$ of its size plus $10^{-8}$ of the largest target in absolute value.
#
# For the three points above, the features are `[[0.], [1.], [2.]]`, the targets $(1, 5, 3)$, and the result is the weights $(1)$ and the bias 2.
#
# <details><summary>Hint</summary>
#
# `torch.cat` puts the features and a column `torch.ones(n, 1)` (of the right dtype) side by side. `torch.linalg.solve(A, c)` solves $A\theta = c$; to compute the inverse of $A$ is more work and
# less exact.
#
# </details>


# %% exercise="closed_form" task=3
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Return the weights and the bias with the smallest mean squared error.

    Args:
        features: Shape ``[n, d]``, float64, d at least 1 and n greater than d.
        targets: Shape ``[n]``, float64.

    Returns:
        The weights, shape ``[d]``, and the bias, shape ``[]``; float64, new tensors at
        each call.
    """
    # BEGIN SOLUTION
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.solve(design.T @ design, design.T @ targets)
    return theta[:-1].clone(), theta[-1].clone()
    # END SOLUTION


# %% test="closed_form" points=1
def test_closed_form() -> None:
    for x, y, w, b, thought in (
        ([[0.0], [1.0], [2.0]], [1.0, 5.0, 3.0], [1.0], 2.0, "The three points."),
        ([[1.0], [3.0]], [5.0, 1.0], [-2.0], 7.0, "Two points: the line meets both."),
        (
            [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 1.0]],
            [3.0, 2.0, 1.0, 4.0],
            *([2.0, 1.0], 1.0),
            "Two features: a weight for each, the bias last.",
        ),
        ([[1.0], [2.0], [3.0]], [4.0, 4.0, 4.0], [0.0], 4.0, "All targets are 4."),
    ):
        features = torch.tensor(x, dtype=torch.float64)
        targets = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(closed_form, features, targets)
        pair = "Return two tensors: the weights as a vector, the bias as a scalar."
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("the number of results", len(found), 2, thought=pair)
        for what, one, expected in (("weights", found[0], w), ("bias", found[1], b)):
            shape = np.shape(expected)
            what = f"the {what} for the features {x}"
            one = checks.tensor(
                what, one, shape=shape, dtype=torch.float64, thought=pair
            )
            checks.close(what, one, expected, thought=thought, rtol=1e-6, atol=1e-8)


# %% hidden="closed_form" points=1
def hidden_closed_form() -> None:
    rng = np.random.default_rng(243)
    pair = "Are they two tensors of float64, a vector and a scalar?"
    for n, d, spread, offset, size in (
        (2, 1, 1.0, 0.0, 1.0),
        (3, 1, 1.0, 5.0, 1.0),
        (40, 2, 0.5, -3.0, 1.0),
        (9, 5, 1.0, 0.0, 1.0),
        (90, 30, 1.0, 1.0, 1.0),
        (200, 80, 2.0, 0.0, 1.0),
        (10_000, 3, 1.0, 2.0, 1.0),
        (50, 2, 10.0, 0.0, 1e-6),
        (50, 2, 0.2, 0.0, 1e6),
        (30, 3, 1.0, 0.0, 1.0),  # each example twice, some of them three times
        (60, 4, 1.0, 0.0, 1.0),  # features in very different units
        (70, 3, 1.0, 0.0, 1.0),  # two features that are nearly the same
        (45, 1, 1e-3, 0.5, 1.0),  # a spread that is small beside the mean
        (45, 2, 1.0, 60.0, 1.0),
    ):
        drawn = rng.normal(size=(n, d))
        if n <= 2 * d:  # directions of equal length: nothing is nearly dependent
            drawn = np.linalg.qr(drawn - drawn.mean(axis=0))[0] * np.sqrt(n)
        x = spread * drawn + offset
        if n == 60:
            x *= [1e-2, 1.0, 0.1, 30.0]
        if n == 70:
            x[:, 1] = x[:, 0] + 1e-3 * x[:, 1]
        y = size * (x @ rng.normal(size=d) + 3.0 + rng.normal(size=n))
        if n == 30:
            again = [*range(n), *range(n), *range(7)]
            x, y = x[again], y[again]
        features, targets = torch.from_numpy(x.T.copy()).T, torch.from_numpy(y)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(closed_form, features, targets)
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("how many", len(found), 2, thought=pair)
        weights, bias = (
            checks.tensor("each", one, shape=shape, dtype=torch.float64, thought=pair)
            for one, shape in zip(found, ((d,), ()), strict=True)
        )
        # Written another way: without a column of ones, around the means.
        middle = x.mean(axis=0)
        w = np.linalg.lstsq(x - middle, y - y.mean(), rcond=None)[0]
        b = y.mean() - middle @ w
        checks.close(
            "weights and bias",
            [*weights.tolist(), bias.item()],
            [*w, b],
            thought="Is it the smallest cost of all, for one feature and for many?",
            rtol=1e-6,
            atol=1e-8 * np.abs(y).max(),
        )
    x = torch.tensor([[0.0], [1.0], [2.0]], dtype=torch.float64)
    checks.true(
        "tensors of their own",
        checks.returns_new_tensors(closed_form, x, x[:, 0] ** 2),
        thought="Does a result share its memory with a former result?",
    )
    calls = [(x, x[:, 0]), (x, 1 - 2 * x[:, 0]), (x / 2, x[:, 0]), (x - 1, x[:, 0])]
    lines = [(1.0, 0.0), (-2.0, 1.0), (2.0, 0.0), (1.0, 1.0)]
    for found, (w, b) in zip(checks.each(closed_form, calls), lines, strict=True):
        thought = "Does each call return its own numbers, whatever was called before?"
        for one, expected in zip(found, ([w], b), strict=True):
            checks.close("a result", one, expected, thought=thought, atol=1e-8)


# %% [markdown]
# ## The judge at work
#
# A robot measures its place in a corridor in metres from a mark on the floor, and the mark is far away: its 40 places have a mean of 10. We train twice: on these places as they are, and on the same
# places with their mean subtracted (**centred**). Each run gets 0.9 times the largest learning rate with which it converges, and 1,000 steps.
#
# **Predict, before you run:** on the left are the losses. Which run arrives? If you had no judge, and saw only the loss of the other one, would you stop it after 1,000 steps?


# %% tags=["demo"] alt="Two panels over 1,000 steps, steps on a logarithmic scale. Left, both losses drop within ten steps; that of the centred features reaches the dashed smallest cost, that of the raw ones stays far above it on a nearly flat line. Right, distance from the closed form: centred falls to rounding errors within 200 steps, raw stays above 10. Both follow the predicted lines."
def judged_runs(mean: float) -> dict[str, tuple[Tensor, Tensor, float]]:
    """Return features, targets and learning rate of both runs."""
    generator = torch.Generator().manual_seed(40)
    slope = torch.tensor([-1.5], dtype=torch.float64)
    features, targets = linear_data(40, slope, 3.0, 0.7, generator)
    centred = features - features.mean(dim=0)
    runs = {"raw": centred + mean, "centred": centred}
    return {name: (x, targets, 0.9 / steepest(x)) for name, x in runs.items()}


def shape_of(features: Tensor) -> Tensor:
    """Return ``X^T X / n``, shape ``[d + 1, d + 1]``, for features with ones."""
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    return design.T @ design / len(design)


def steepest(features: Tensor) -> float:
    """Return the largest eigenvalue of :func:`shape_of`."""
    return torch.linalg.eigvalsh(shape_of(features))[-1].item()


def judged_figure(n_steps: int) -> Figure:
    """Draw the losses of both runs, and the distance from the closed form."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained")
    colours = plots.colours_of(("raw", "centred"))
    counts = np.unique(np.geomspace(1, n_steps, 25).round().astype(int)).tolist()
    smallest = float("inf")
    for name, (x, y, rate) in judged_runs(10.0).items():
        look = plots.look_of(colours[name])
        best = torch.cat([closed_form(x, y)[0], closed_form(x, y)[1][None]])
        smallest = (x @ best[:-1] + best[-1] - y).square().mean().item()
        *_, losses = fit_by_hand(x, y, rate, n_steps)
        left.loglog(range(1, n_steps + 1), losses, label=name, **look)
        eigenvalues, axes_of = torch.linalg.eigh(shape_of(x))
        distances, predicted = list[float](), list[float]()
        for k in counts:
            weights, bias, _ = fit_by_hand(x, y, rate, k)
            away = torch.cat([weights, bias[None]]) - best
            along = axes_of.T @ -best * (1 - 2 * rate * eigenvalues) ** k  # Lemma 2
            small = 1e-9 * best.norm().item()
            assert torch.allclose(axes_of.T @ away, along, atol=small)
            distances.append(away.norm().item())
            predicted.append(along.norm().item())
        right.loglog(counts, np.maximum(distances, 1e-13), label=name, **look)
        right.loglog(
            counts,
            np.maximum(predicted, 1e-13),
            linestyle="none",
            marker="o" if name == "raw" else "s",
            markerfacecolor="none",
            color="black",
            label=f"{name}: Lemma 2",
        )
        late = losses[-1] / losses[-100]
        print(
            f"{name}: loss {losses[-1]:.4f} after {n_steps} steps, smallest "
            f"{smallest:.4f}; in the last 100 it fell by {100 * (1 - late):.1f} %; "
            f"distance {distances[-1]:.1e}"
        )
        if name == "raw":
            assert late > 0.9 and losses[-1] > 2 * smallest and distances[-1] > 5
        else:
            assert losses[199] < (1 + 1e-9) * smallest and distances[-1] < 1e-9
    left.axhline(smallest, color="grey", linestyle=":", label="smallest cost")
    left.set(xlabel="step", ylabel="loss (MSE) before the step")
    right.set(xlabel="step", ylabel="distance from the closed form")
    left.legend()
    right.legend(fontsize="small")
    return figure


with checks.demonstration():
    judged_figure(1000)
    plt.show()

# %% [markdown]
# What to see: the raw run drops at once, and then its loss hardly moves any more: by 3 % in the last 100 steps. Somebody who watches the numbers go by might well call it "converged". The judge says: far from it. The
# smallest cost is 0.4, this loss is seven times as large, and weights and bias are still 15 away from the best ones. **A flat loss is no proof of arrival.** The cause is the long, narrow valley of Part 2.3: the steep direction
# dictates the learning rate, and the flat one pays. With centred features, the same algorithm arrives within 200 steps (distances below $10^{-13}$ are drawn there). The circles and squares are no fit either: they are calculated from the eigenvalues of
# $A$ (Lemma 2), and the cell asserts that they agree with the walk, direction by direction.
#
# With a network there is no closed form to ask. What remains from this lesson: normalise what goes in, and be suspicious of a loss that has merely become flat.

# %% [markdown]
# ## Exercise 4: the same with autograd and an optimiser
#
# *Medium, about 10 minutes.* Fit the same model once more, but let autograd compute the gradients of the mean squared error, and let an optimiser take the steps. Which optimiser is the caller's choice: `optimiser_class` is `torch.optim.SGD` or
# `torch.optim.Adam`, for example: any whose `step()` needs no closure, so not `LBFGS`. Make it by `optimiser_class(parameters, lr=learning_rate)`, with `lr` by name; nothing else is passed to it. Weights and bias may be one parameter or two.
#
# Weights and bias start at zero, each step uses all examples, all is calculated in `float64`, and what you return requires no gradient. With `torch.optim.SGD`, the numbers are those of Exercise 2: for the feature 2, the target
# 6 and a learning rate of 0.1, one step leads to the weight 2.4 and the bias 1.2. With `torch.optim.Adam` the first step has the length of the learning rate: 0.1 and 0.1.
#
# <details><summary>Hint</summary>
#
# Two tensors with `requires_grad=True` are enough, and `[weights, bias]` are the parameters. Each step: compute the loss, `zero_grad`, `backward`, `step`. At the end `.detach()`. (A layer `torch.nn.Linear(d, 1)` will do as well,
# if you set it to zero and to `float64`; mind the shape `[n, 1]` of what it returns.)
#
# </details>


# %% exercise="fit_with_autograd" task=3
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    """Fit a linear model with autograd and an optimiser.

    Args:
        features: Shape ``[n, d]``, float64, n and d at least 1.
        targets: Shape ``[n]``, float64.
        optimiser_class: Makes the optimiser from a list of parameters and ``lr``.
        learning_rate: What to pass as ``lr``.
        n_steps: Number of steps, at least 0.

    Returns:
        The weights, shape ``[d]``, and the bias, shape ``[]``; float64, new tensors at
        each call, and neither requires a gradient.
    """
    # BEGIN SOLUTION
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    for _ in range(n_steps):
        loss = (features @ weights + bias - targets).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weights.detach(), bias.detach()
    # END SOLUTION


# %% test="fit_with_autograd" points=1
def test_fit_with_autograd() -> None:
    one = ([[2.0]], [6.0])
    four = (
        [[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [0.0, 0.0]],
        [4.0, 8.0, 0.0, 4.0],
    )
    sgd, adam = torch.optim.SGD, torch.optim.Adam
    for (x, y), kind, n_steps, w, b, thought in (
        (one, sgd, 1, [2.4], 1.2, "One step against the gradient."),
        (one, sgd, 2, [2.4], 1.2, "The second gradient is zero: is the first gone?"),
        (one, sgd, 0, [0.0], 0.0, "No step: all is zero."),
        (one, adam, 1, [0.1], 0.1, "Is the optimiser the one that was passed in?"),
        (four, sgd, 2, [0.35, 1.36], 1.35, "Is [n, 1] - [n] a table of n by n?"),
    ):
        features = torch.tensor(x, dtype=torch.float64)
        targets = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(features=features, targets=targets):
            found = checks.attempt(
                fit_with_autograd, features, targets, kind, 0.1, n_steps
            )
        pair = "Return two tensors: the weights as a vector, the bias as a scalar."
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("the number of results", len(found), 2, thought=pair)
        for what, one_of, expected in (("weights", found[0], w), ("bias", found[1], b)):
            what = f"the {what} after {n_steps} steps of {kind.__name__}"
            shape = np.shape(expected)
            one_of = checks.tensor(
                what, one_of, shape=shape, dtype=torch.float64, thought=pair
            )
            checks.close(what, one_of, expected, thought=thought, rtol=1e-6)
            checks.true(
                f"{what}: no gradient is required",
                not one_of.requires_grad,
                thought="`.detach()` cuts a tensor off from autograd.",
            )
    checks.true(
        "gradients by autograd",
        not {"backward", "autograd", "func"}.isdisjoint(
            checks.names_in(fit_with_autograd)
        ),
        thought="Let autograd compute the gradients: `loss.backward()`.",
    )


# %% hidden="fit_with_autograd" points=2
def hidden_fit_with_autograd() -> None:
    rng = np.random.default_rng(244)
    kinds = (
        (torch.optim.SGD, 0.1),
        (torch.optim.Adam, 0.2),
        (torch.optim.RMSprop, 0.01),
        (torch.optim.Adagrad, 0.5),
        (torch.optim.Adamax, 0.05),
        (torch.optim.NAdam, 0.1),
        (torch.optim.Rprop, 0.01),  # takes neither weight_decay nor momentum
    )
    pair = "Are they two tensors of float64, a vector and a scalar?"
    for n, d, n_steps, scale in (
        (1, 1, 4, 1.0),
        (25, 1, 60, 1.0),
        (7, 3, 15, 1.0),
        (60, 9, 10, 1.0),
        (4, 2, 0, 1.0),
        (20, 2, 6, 1e4),
        (20, 2, 6, 1e-2),
    ):
        for kind, rate in kinds:
            if kind is torch.optim.Rprop and n_steps > 6:
                continue  # its steps go by signs alone: near 0, by rounding
            if kind is torch.optim.NAdam and n_steps > 15:
                continue  # within 60 steps it magnifies rounding a millionfold
            x, y = rng.normal(size=(d, n)).T, scale * (3.0 + rng.normal(size=n))
            features, targets = torch.from_numpy(x), torch.from_numpy(y)
            with checks.unchanged(features=features, targets=targets):
                found = checks.attempt(
                    fit_with_autograd, features, targets, kind, rate, n_steps
                )
            found = checks.instance("the result", found, tuple, thought=pair)
            checks.equal("how many", len(found), 2, thought=pair)
            weights, bias = (
                checks.tensor(
                    "each", one, shape=shape, dtype=torch.float64, thought=pair
                )
                for one, shape in zip(found, ((d,), ()), strict=True)
            )
            checks.true(
                "no gradient is required",
                not (weights.requires_grad or bias.requires_grad),
                thought="Are weights and bias cut off from autograd?",
            )
            # Written another way: one vector, and a gradient that is set by hand.
            design = torch.cat([features, torch.ones(n, 1).double()], dim=1)
            theta = torch.zeros(d + 1, dtype=torch.float64)
            reference = kind([theta], lr=rate)
            for _ in range(n_steps):
                theta.grad = 2 / n * design.T @ (design @ theta - targets)
                reference.step()
            checks.close(
                "weights and bias",
                [*weights.tolist(), bias.item()],
                theta,
                thought="The optimiser asked for, on fresh gradients, over all rows?",
                rtol=1e-8,
                atol=1e-9 * min(scale, 1.0),
            )
    checks.true(
        "gradients by autograd",
        not {"backward", "autograd", "func"}.isdisjoint(
            checks.names_in(fit_with_autograd)
        ),
        thought="Does autograd compute the gradients?",
    )
    x, y = torch.ones(3, 2, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
    for n_steps in (0, 2):
        checks.true(
            "tensors of their own",
            checks.returns_new_tensors(
                fit_with_autograd, *(x, y, torch.optim.SGD, 0.1, n_steps)
            ),
            thought="Does a result share its memory with another one?",
        )
    two, six, sgd = x[:1, :1] * 2, y[:1] * 6, torch.optim.SGD
    calls = [
        ((two, six, sgd, 0.1, 1), 2.4, 1.2),
        ((two, 2 * six, sgd, 0.1, 1), 4.8, 2.4),
        ((2 * two, six, sgd, 0.1, 1), 4.8, 1.2),
        ((two, six, torch.optim.Adam, 0.1, 1), 0.1, 0.1),
        ((two, six, sgd, 0.05, 1), 1.2, 0.6),
        ((two, six, sgd, 0.1, 0), 0.0, 0.0),
    ]
    everything = checks.each(fit_with_autograd, [arguments for arguments, *_ in calls])
    for found, (_, w, b) in zip(everything, calls, strict=True):
        thought = "Does each call return its own numbers, whatever was called before?"
        for one, expected in zip(found, ([w], b), strict=True):
            checks.close("a result", one, expected, thought=thought, atol=1e-8)


# %% [markdown]
# Four ways to one answer. **Predict:** by hand and with SGD, will the numbers be equal in all digits, in most, or only roughly? And will Adam, after as many steps, be nearer to the closed form or further away?


# %% tags=["demo", "nbval-check-output"]
def show_four_ways(seeds: range) -> None:
    """Print all four fits for the first seed, and hold them together for all."""
    truth = torch.tensor([2.0, -1.0, 0.5], dtype=torch.float64)
    for seed in seeds:
        generator = torch.Generator().manual_seed(seed)
        x, y = linear_data(200, truth, 3.0, 1.0, generator)
        fits = {
            "the truth": (truth, torch.tensor(3.0)),
            "closed form": closed_form(x, y),
            "by hand": fit_by_hand(x, y, 0.1, 300)[:2],
            "SGD": fit_with_autograd(x, y, torch.optim.SGD, 0.1, 300),
            "Adam": fit_with_autograd(x, y, torch.optim.Adam, 0.1, 300),
        }
        found = {name: torch.cat([w, b[None]]) for name, (w, b) in fits.items()}
        away = {
            name: (theta - found["closed form"]).norm().item()
            for name, theta in found.items()
        }
        assert torch.allclose(found["SGD"], found["by hand"], rtol=0, atol=1e-13)
        assert away["by hand"] < 1e-12 and 1e-9 < away["Adam"] < 1e-2
        assert 0.01 < away["the truth"] < 0.5
        costs = {
            name: (x @ w + b - y).square().mean().item()
            for name, (w, b) in fits.items()
        }
        assert min(costs, key=lambda name: round(costs[name], 9)) == "closed form"
        if seed == seeds[0]:
            for name, theta in found.items():
                numbers = " ".join(f"{number:8.5f}" for number in theta)
                far = max(away[name], 1e-12)  # below this, rounding
                print(f"{name:12}{numbers}   cost {costs[name]:.5f}, away {far:.0e}")


with checks.demonstration():
    show_four_ways(range(4, 9))

# %% [markdown]
# What to see: what you worked out by hand and what autograd works out differ by less than $10^{-13}$, and both end at the closed form (every distance below $10^{-12}$ is shown as $10^{-12}$). Adam is further away, though by too little to be seen in
# the first five digits; the cell asserts it for five data sets. Its steps are not proportional to the gradient, so it settles more slowly near the goal. In a valley this round, plain gradient descent is hard to beat.
#
# And notice the first line: the **truth** is none of them, and it has a *larger* cost on these 200 examples than the fit. The fit has bent a little towards the noise. That is no mistake of the optimiser, and no longer training
# helps against it, only more data. What it does to predictions on *new* data is the next question.

# %% [markdown]
# ## Exercise 5: the score
#
# *Easy, about 5 minutes.* Return $R^2$ as a plain number; an error of a millionth of $1 + |R^2|$ is forgiven. If all targets are equal, $R^2$ is not defined: raise a `ValueError`. Targets that differ, however little, are not all equal (in the tests they then
# differ by more than $10^{-10}$ of their size). The targets $(0.1, 0.1, 0.1)$ are all equal, although their mean, as computers calculate it, is not exactly 0.1. A single target is all equal, too.
#
# For the targets $(1, 2, 6)$ the mean is 3 and the squared distances from it sum to $4 + 1 + 9 = 14$. The predictions $(1, 2, 4)$ have squared errors of $0 + 0 + 4$, so $R^2 = 1 - \frac{4}{14} = 0.714$; the predictions
# $(6, 2, 1)$ have $25 + 0 + 25$, so $R^2 = 1 - \frac{50}{14} = -2.571$.
#
# <details><summary>Hint</summary>
#
# `(targets == targets[0]).all()` compares without any rounding.
#
# </details>


# %% exercise="r2_score" task=4
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    """Return the R2 of predictions: 1 is perfect, 0 is as good as the targets' mean.

    Args:
        predictions: Shape ``[n]``, float64, n at least 1.
        targets: Shape ``[n]``, float64.

    Returns:
        One minus the ratio of the summed squared errors to the summed squared distances
        of the targets from their mean: a plain number, which may be negative.

    Raises:
        ValueError: All targets are equal.
    """
    # BEGIN SOLUTION
    if (targets == targets[0]).all():
        raise ValueError(f"all {len(targets)} targets are {targets[0]:g}")
    around = (targets - targets.mean()).square().sum()
    return 1 - ((targets - predictions).square().sum() / around).item()
    # END SOLUTION


# %% test="r2_score" points=1
def test_r2_score() -> None:
    targets = torch.tensor([1.0, 2.0, 6.0], dtype=torch.float64)
    for numbers, expected, thought in (
        ([1.0, 2.0, 4.0], 1 - 4 / 14, "Squared errors 0, 0, 4 against 14."),
        (
            [6.0, 2.0, 1.0],
            1 - 50 / 14,
            "Worse than the mean: below zero, and it may be.",
        ),
        ([3.0, 3.0, 3.0], 0.0, "As good as the mean."),
        ([1.0, 2.0, 6.0], 1.0, "Perfect."),
        ([2.0, 4.0, 12.0], 1 - 41 / 14, "Twice too large is no good prediction."),
    ):
        predictions = torch.tensor(numbers, dtype=torch.float64)
        with checks.unchanged(predictions=predictions, targets=targets):
            found = checks.attempt(r2_score, predictions, targets)
        what = f"R2 of the predictions {numbers}"
        found = checks.number(what, found, thought="`.item()` makes a plain number.")
        checks.close(what, found, expected, thought=thought)
    equal = torch.tensor([0.1, 0.1, 0.1], dtype=torch.float64)
    checks.raises(
        ValueError,
        lambda: r2_score(targets, equal),
        thought="All targets equal: is that seen in spite of a mean that is rounded?",
    )


# %% hidden="r2_score" points=1
def hidden_r2_score() -> None:
    rng = np.random.default_rng(245)
    cases = list[tuple[np.ndarray, np.ndarray]]()
    for n in (2, 3, 10, 101, 400):
        for scale, offset in ((1.0, 0.0), (1e-9, 0.0), (1e9, 0.0), (2.0, -30.0)):
            y = offset + scale * rng.normal(size=n)
            for mistake in (0.1, 1.0, 10.0):
                cases.append((y + mistake * scale * rng.normal(size=n), y))
            cases.append((y + scale, y))  # all too high
            cases.append((np.full(n, y[0]), y))
            cases.append((offset - (y - offset), y))
    cases.append((np.zeros(3), np.array([2.0, 2.0, 2.0 + 1e-9])))
    for n in (2, 3, 5, 8):
        for k in range(n):  # one target alone differs, or two
            for m in range(n):
                y = np.full(n, 0.7)
                y[[k, m]] = 0.9
                if np.ptp(y):
                    cases += [(np.zeros(n), y), (y, y), (np.full(n, y.mean()), y)]
    cases.append((np.array([0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0])))
    for predicted, y in cases:
        predictions, targets = torch.from_numpy(predicted), torch.from_numpy(y)
        with checks.unchanged(predictions=predictions, targets=targets):
            found = checks.attempt(r2_score, predictions, targets)
        found = checks.number("R2", found, thought="Is it a plain number?")
        # Written another way: by the mean and the variance of the errors.
        errors = predicted - y
        expected = 1 - float((errors.var() + errors.mean() ** 2) / y.var())
        checks.close(
            "R2",
            found,
            expected,
            thought="Errors against the spread of the targets: also where it is bad?",
            rtol=1e-6,
            atol=1e-6,
        )
    for value in (0.0, -0.0, 0.1, -0.7, 3.0, 1e6 / 3, 1e-12 / 3):
        for n in (1, 2, 3, 6, 11):
            targets = torch.full((n,), value, dtype=torch.float64)
            for predictions in (targets, targets + 1, targets + torch.arange(n)):
                checks.raises(
                    ValueError,
                    lambda p=predictions, t=targets: r2_score(p, t),
                    thought="Are all targets refused that are all equal?",
                )


# %% [markdown]
# ## Exercise 6: predictions against truth
#
# *Medium, about 15 minutes.* With more than one feature, nobody can draw the line. But the predictions can be drawn against the truth. In one pair of axes:
#
# - one marker for each example, at the target (along x) and the prediction (along y); no line joins them;
# - a straight line where the prediction would equal the truth, drawn with `axes.plot` between two points (or more) on it. It reaches at least from the smallest to the largest of all targets and
#   predictions;
# - a legend that names the markers and the line, each by a name of its own that fits, such as `examples` and `prediction = truth`;
# - both axes are labelled with what is drawn along them, a unit is as long along x as along y (an equal aspect), and nothing is cut off;
# - the title, of the axes or of the figure, tells $R^2$ with two decimals, as `f"{r2_score(predictions, targets):.2f}"` writes them.
#
# Return the `Figure`, a new one at each call. For the predictions $(1, 2, 4)$ and the targets $(1, 2, 6)$ there are markers at $(1, 1)$, $(2, 2)$ and $(6, 4)$, a line from $(1, 1)$ to $(6, 6)$, and 0.71 in the title.
#
# <details><summary>Hint</summary>
#
# `axes.plot(targets, predictions, "o")` draws markers without a line. `torch.cat([targets, predictions])` has both ends of the line, as its `min()` and `max()`. `axes.set_aspect("equal")` makes the units equal.
#
# </details>


# %%
def check_predictions_figure(
    figure: Figure, predictions: Tensor, targets: Tensor
) -> None:
    """Check all that a figure of Exercise 6 must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    x, y = targets.numpy(), predictions.numpy()
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    reach = high - low
    marks = checks.scatter(
        "the markers",
        *(axes, x, y),
        only=True,
        thought="The target along x, the prediction along y.",
        atol=1e-6 * reach,
    )
    visible = [line for line in checks.curves(axes) if line.look.line]
    lines = [
        line
        for line in visible
        if np.allclose(line.x, line.y, rtol=0, atol=1e-6 * reach)
    ]
    placed = np.stack([x, y], axis=1)
    joining = list[bool]()
    for line in visible:
        if line not in lines and len(line.x) > 1:
            gaps = np.abs(line.xy[:, None] - placed).max(axis=2)  # [points, examples]
            at = gaps.min(axis=1) <= 1e-6 * reach
            apart = np.abs(np.diff(line.xy, axis=0)).max(axis=1) > 1e-5 * reach
            joining.append(bool((at[:-1] & at[1:] & apart).any()))
    checks.true(
        "markers alone, which no line joins",
        not any(joining),
        thought='`axes.plot(x, y, "o")` and `axes.scatter(x, y)` draw markers alone.',
    )
    wide = [
        line
        for line in lines
        if line.x.min() <= low + 1e-6 * reach and line.x.max() >= high - 1e-6 * reach
    ]
    checks.true(
        "the line where prediction equals truth",
        bool(wide),
        thought="Is y equal to x all along it, over all targets and all predictions?",
    )
    checks.own_names(
        axes,
        {
            "the markers": (marks, ["example", "data", "point", "sample", "episode"]),
            "the line": (wide[0], ["=", "equal", "perfect", "ideal", "diagonal"]),
        },
        thought="Does a legend name both, each by a name of its own?",
    )
    checks.labels(
        axes,
        x=("truth", "true", "target", "actual", "observed"),
        y=("predict", "estimate", "fitted"),
        thought="Does each label say what is along its axis?",
    )
    checks.equal_units(axes, thought='`axes.set_aspect("equal")` makes them alike.')
    checks.in_view(
        "all",
        axes,
        x=[x.min(), x.max()],
        y=[y.min(), y.max()],
        thought="Is a marker cut off?",
    )
    score = 1 - float(np.sum((x - y) ** 2) / np.sum((x - np.mean(x)) ** 2))
    spots = [*(axes.get_title(loc=side) for side in ("center", "left", "right"))]
    said = " ".join([*spots, checks.suptitle_of(figure)]).replace("\u2212", "-")
    near = {f"{score + shift:.2f}" for shift in (-1e-6, 1e-6)}
    checks.true(
        "R2 in the title",
        any(checks.says(said, f"-{one[1:]}" if one[0] == "-" else one) for one in near)
        and (score > -0.005 or "-" in said),
        thought="Does the title tell the score with two decimals, sign and all?",
    )


# %% exercise="predictions_figure" task=4
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    """Draw predictions against the truth, with R2 in the title.

    Args:
        predictions: Shape ``[n]``, float64, n at least 2.
        targets: Shape ``[n]``, float64, not all equal.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots(figsize=(4.5, 4.5), layout="constrained")
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, color="black", label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal")
    axes.set_title(f"$R^2$ = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="predictions_figure" points=1
def test_predictions_figure() -> None:
    predictions = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
    targets = torch.tensor([1.0, 2.0, 6.0], dtype=torch.float64)
    with checks.unchanged(predictions=predictions, targets=targets):
        figure = checks.figure_of(
            predictions_figure,
            *(predictions, targets),
            n_axes=1,
            thought="Do you return the figure, with one pair of labelled axes?",
        )
    check_predictions_figure(figure, predictions, targets)


# %% hidden="predictions_figure" points=1
def hidden_predictions_figure() -> None:
    rng = np.random.default_rng(246)
    cases = list[tuple[np.ndarray, np.ndarray]]()
    for n, scale, offset, mistake in (
        (2, 1.0, 0.0, 0.3),
        (5, 1.0, -20.0, 2.0),
        (40, 100.0, 50.0, 0.2),
        (200, 1e-3, 0.0, 0.5),
        (30, 2.0, 3.0, 4.0),
        (1000, 1.0, 0.0, 0.9),
    ):
        y = offset + scale * rng.normal(size=n)
        cases.append((y + mistake * scale * rng.normal(size=n) + 0.1 * scale, y))
    twice = np.array([0.0, 2.0, 2.0, 0.0])
    for away in (0.0, 0.5**0.5, 1.0, 3.0**0.5, 0.9**0.5, 1.5**0.5):
        cases.append((twice + away * np.array([1.0, -1.0, -1.0, 1.0]), twice))
    predicted, y = cases[1]  # one argument as before, the other one not
    cases += [(predicted, y + 1.0), (predicted - 1.0, y), (y, predicted)]
    for predicted, y in cases:
        predictions, targets = torch.from_numpy(predicted), torch.from_numpy(y)
        with checks.unchanged(predictions=predictions, targets=targets):
            figure = checks.figure_of(
                predictions_figure,
                *(predictions, targets),
                n_axes=1,
                thought="Is it a new figure with one pair of axes, both labelled?",
            )
        check_predictions_figure(figure, predictions, targets)


# %% [markdown]
# ## A score below zero
#
# Now a test of honesty. The targets are **nothing but noise**: all true weights are zero. There are 15 examples with 10 features each. There is nothing to learn.
# **Predict:** which $R^2$ does the closed form reach on the 15 examples, and which on 1,000 new ones?


# %% tags=["demo"] alt="Two figures of predictions against truth for a model that was fitted to noise. On the 15 examples that it was fitted to, the markers lie along the diagonal. On 200 new examples they form a cloud that is wider in predictions than in truth, with a negative R2 in the title."
def noise_problem(seed: int, n_new: int) -> tuple[tuple[Tensor, Tensor], ...]:
    """Fit 15 examples of noise; return predictions and targets, for old and for new.

    Args:
        seed: Seed of all examples.
        n_new: Number of new examples.
    """
    generator = torch.Generator().manual_seed(seed)
    nothing = torch.zeros(10, dtype=torch.float64)
    x, y = linear_data(15, nothing, 0.0, 1.0, generator)
    new_x, new_y = linear_data(n_new, nothing, 0.0, 1.0, generator)
    weights, bias = closed_form(x, y)
    return (x @ weights + bias, y), (new_x @ weights + bias, new_y)


with checks.demonstration():
    for noise_predictions, noise_targets in noise_problem(11, 200):
        predictions_figure(noise_predictions, noise_targets)
    plt.show()

# %% tags=["demo"]


def show_noise(n_problems: int) -> None:
    """Print R2 on old and new examples over many problems, and assert the shares."""
    scores = torch.tensor(
        [
            [r2_score(*old), r2_score(*new)]
            for old, new in (noise_problem(1000 + k, 1000) for k in range(n_problems))
        ]
    )
    old, new = scores.T
    print(f"fitted examples: mean R2 {old.mean():.3f}, from {old.min():.2f} up")
    print(f"new examples:    median R2 {new.median():.2f}, at most {new.max():.2f}")
    assert abs(old.mean() - 10 / 14) < 5 * old.std() / n_problems**0.5
    assert (old >= 0).all() and (new < 0).all()


with checks.demonstration():
    show_noise(200)

# %% [markdown]
# What to see: on the examples that it was fitted to, the model explains most of something that cannot be explained, over 200 such problems 0.72 of it on average. On new examples it is **worse than the
# mean in every one of the 200 problems**: it would have been better to use no features at all.
#
# That number is no accident: it is close to $\frac{10}{14} = 0.714$. Subtract the means: what is left of $y$ is an arrow of noise in $n - 1 = 14$ dimensions, with no preferred direction. So each of 14 directions at right angles holds, on average, the same
# share $\frac{1}{14}$ of its squared length. The ten features span ten of these directions, and the projection keeps what lies in them. A further feature, whatever it is, can never lower $R^2$ on the fitted examples. So $R^2$ counts on **held-out** data only.
# Part 2.5 continues here.

# %% [markdown]
# ## Values from returns
#
# Back to the corridor, now as a tiny world that we know completely. It has places 1 to 19. At each step the robot moves to the left or to the right with a probability of one half each. At 0 the episode ends
# without a reward, at 20 with a reward of 1. Episodes begin at a random place, and the return from there is $G = \gamma^{T - 1} R_T$, where $T$ is the number of steps.
#
# For $\gamma = 1$ the value of place $s$ is $v(s) = s / 20$: it fulfils $v(s) = \frac12 v(s - 1) + \frac12 v(s + 1)$ with $v(0) = 0$ and the reward's 1 in place of $v(20)$. A straight line! So a linear model with the place as its only feature can
# be exactly right, with a weight of 0.05 and a bias of 0. For $\gamma = 0.9$ the values are no line; the cell calculates them from the equations $v(s) = \frac{\gamma}{2} v(s - 1) + \frac{\gamma}{2} v(s + 1)$ (at 19, with $\frac12$ for the reward in place of the last term).
#
# **Predict:** with $\gamma = 1$ each return is either 0 or 1. Which $R^2$ do the *exact* values have, as predictions of returns: about 1, about 0.7, about 0.3, or about 0? And what does the fit find for $\gamma = 0.9$?


# %% tags=["demo"] alt="Two panels of value against place 1 to 19: mean returns as markers, exact values, and the line fitted to single returns. With a discount of 1 the three agree along a straight line. With a discount of 0.9 the exact values curve upwards at the right end, and the line cuts through them, below zero at the left."
places = torch.arange(1, 20, dtype=torch.float64)


def corridor_returns(
    n_episodes: int, discount: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Play episodes from random places; return the places and the returns.

    Args:
        n_episodes: Number of episodes.
        discount: The discount factor.
        generator: Draws places and moves.

    Returns:
        Where each episode began, and its return, shape ``[n_episodes]`` each, float64.
    """
    start = torch.randint(1, 20, (n_episodes,), generator=generator)
    here, n_steps = start.clone(), torch.zeros(n_episodes, dtype=torch.float64)
    walking = torch.arange(n_episodes)  # the episodes that have not ended
    while len(walking):
        moves = 2 * torch.randint(0, 2, (len(walking),), generator=generator) - 1
        here[walking] += moves
        n_steps[walking] += 1
        walking = walking[(here[walking] > 0) & (here[walking] < 20)]
    return start.double(), discount ** (n_steps - 1) * (here == 20)


def exact_values(discount: float) -> Tensor:
    """Return the values of places 1 to 19 from their equations, shape ``[19]``."""
    moves = torch.zeros(19, 19, dtype=torch.float64)
    moves[range(18), range(1, 19)] = 0.5
    moves[range(1, 19), range(18)] = 0.5
    rewards = torch.zeros(19, dtype=torch.float64)
    rewards[18] = 0.5
    return torch.linalg.solve(torch.eye(19).double() - discount * moves, rewards)


def fitted_values(start: Tensor, returns: Tensor) -> Tensor:
    """Return the values of all places from a line fitted to returns, shape ``[19]``."""
    weights, bias = closed_form(start[:, None], returns)
    return weights * places + bias


def corridor_figure(n_episodes: int) -> Figure:
    """Draw exact values, mean returns and the fit, with and without discounting."""
    figure, panels = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained")
    for axes, discount in zip(panels, (1.0, 0.9), strict=True):
        generator = torch.Generator().manual_seed(19)
        start, returns = corridor_returns(n_episodes, discount, generator)
        means = [returns[start == place].mean().item() for place in places]
        axes.plot(places, means, "o", color="0.5", label="mean return from there")
        axes.plot(places, exact_values(discount), label="exact value")
        axes.plot(places, fitted_values(start, returns), label="fit to single returns")
        axes.set(xlabel="place", ylabel="value", title=f"discount {discount:g}")
        axes.set(xticks=range(1, 20, 3))
        axes.legend(loc="upper left")
    return figure


assert torch.allclose(exact_values(1.0), places / 20)
with checks.demonstration():
    corridor_figure(20_000)
    plt.show()

# %% [markdown]
# On the left, 20,000 returns that are each 0 or 1 have led to the right line. On the right the line cannot follow. How good are the fits, and what does the score say about it?


# %% tags=["demo"]
def show_corridor(n_runs: int) -> None:
    """Print errors and scores of fits to returns, over several runs."""
    far = torch.Generator().manual_seed(77)
    tests = {
        discount: corridor_returns(20_000, discount, far) for discount in (1.0, 0.9)
    }

    def values_at(values: Tensor, start: Tensor) -> Tensor:
        return values[start.long() - 1]

    for discount, (new_start, new_returns) in tests.items():
        exact = exact_values(discount)
        w, b = closed_form(places[:, None], exact)
        limit = (w * places + b - exact).square().mean().sqrt().item()
        score = r2_score(values_at(exact, new_start), new_returns)
        print(f"discount {discount:g}: R2 of the exact values {score:.3f}")
        print(f"  nearest line to the exact values: {limit:.4f} away from them")
        generator = torch.Generator().manual_seed(20)
        starts, returns = (
            one.reshape(n_runs, 5000)
            for one in corridor_returns(n_runs * 5000, discount, generator)
        )
        errors_of = dict[int, float]()
        for n in (50, 500, 5000):
            fits = [fitted_values(starts[k, :n], returns[k, :n]) for k in range(n_runs)]
            away = [(fit - exact).square().mean().sqrt().item() for fit in fits]
            scores = [r2_score(values_at(fit, new_start), new_returns) for fit in fits]
            errors_of[n] = float(np.mean(away))
            print(
                f"  fits to {n:4} returns: {errors_of[n]:.4f} away from the exact "
                f"values, R2 {np.mean(scores):.3f} (means of {n_runs} runs)"
            )
        if discount == 1.0:
            assert abs(score - 0.3) < 0.03 and limit < 1e-9
            assert errors_of[50] > 1.6 * errors_of[500] > 2.56 * errors_of[5000]
        else:
            assert limit > 0.05 and errors_of[5000] < 1.05 * limit


with checks.demonstration():
    show_corridor(20)

# %% [markdown]
# What to see, for $\gamma = 1$: the fits approach the exact values, as Lemma 4 promises: the noise of the targets does not pull the line to one side. **And $R^2$ stops at 0.3.** It cannot do better: the exact values have 0.3 themselves. (Returns of 0 and 1
# with the mean one half have a variance of 0.25. The values are spread with $\frac{19^2 - 1}{12 \cdot 20^2} = 0.075$, and $0.075 / 0.25 = 0.3$.) The first term of Lemma 4 is the luck of the walk, and nothing that looks at the place alone can predict it.
# So a low $R^2$ does not prove that values are wrong. A **negative** one does prove something: then the mean of the returns would be better than the values. Libraries for reinforcement learning log a close relative for
# the critic, the *explained variance* $1 - \operatorname{Var}(G - \hat v) / \operatorname{Var}(G)$, which is $R^2$ but for an error that is the same everywhere. Read it with this in mind.
#
# For $\gamma = 0.9$ the error does not go to zero, however many returns there are. It stops at that of the line that is nearest to the exact values (here each place is equally likely as a start). What is left
# is the fault of the **feature**, not of the noise, and neither more data nor a better optimiser removes it. Only other features can: Part 2.5 makes some, Part 5.1 lets a network find them.

# %% [markdown]
# ## Summary and outlook
#
# - **The normal equations** $X^\top X \hat\theta = X^\top y$ make the residual stand at a right angle to every feature: the best predictions are the projection of the targets. Asserted on 50 problems, against 1,000 other parameters each.
# - **Gradient descent** approaches that answer by the factor $1 - 2\eta\lambda$ in each direction. By hand and with autograd the numbers differed by less than $10^{-13}$. On raw features 1,000 steps led to a flat loss far from
#   the end; on centred ones 200 were enough. A flat loss is no proof.
# - **$R^2$** compares with the mean. On data that was fitted it cannot be negative, and a further feature can never lower it: 0.72 on average for ten features and 15 targets of pure noise. On new data it was negative in all 200 problems.
# - **Values from returns**: a line fitted to returns finds the line that is nearest to the true values. The exact values of the corridor had an $R^2$ of 0.3 only, which is the luck of the walk; at a discount of 0.9 an error remained, and it is due
#   to the feature.
#
# **Where it leads**: Part 2.5 gives the linear model powers of $x$ as features. In Part 4.5 values are learned from returns one episode at a time, and in Part 5.1 from features. Sutton and Barto's
# section 9.8 solves normal equations for temporal-difference targets (LSTD).
#
# **Further reading**: Hastie, Tibshirani and Friedman, section 3.2, with the picture of the projection; Strang, section 4.3.
