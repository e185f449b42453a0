# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.3: Loss functions and cost surfaces"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A machine offers you a gamble. Nine times out of ten it pays 10. One time out of ten it takes 100 from you. What is it worth? An agent that learns
# values has to answer with **one number**, and no number is right every time. So it needs a judge: something that says how bad it is to
# predict 9 when 10 comes, and how bad to predict 9 when it is $-100$. That judge is the **loss function**.
#
# Different judges want different answers. One says that the gamble is worth $-1$. Another says 10. A third, the one that the most
# famous agent of all was trained with, says 9.889. By the end of this part you will know which is which, and why that agent learned to play
# Atari games all the same.
#
# **After this part you can**
#
# - compute the mean squared error and its gradient by hand, and avoid the trap that hides in the shapes;
# - draw the cost surface of a linear model, and say from its features alone how narrow its valley is, and which way it lies;
# - compute a cross-entropy from logits of any size, where the formula of the textbook answers `inf` or `nan`;
# - say where the squared, the absolute and Huber's loss put a prediction, and how far a single outlier can pull it.
#
# **Builds on** Parts 0.5 (probability and independence), 1.5 (broadcasting), 1.6 (the product of a matrix and a vector) and 2.1
# (gradient descent, curvature, eigenvectors).
#
# **Time** about 40 minutes to read, 55 to work.
#
# **Sources** Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 5.5 and 6.2.2; Huber, *Robust Estimation of a Location
# Parameter* (1964); Boyd and Vandenberghe, *Convex Optimization* (2004), section 6.1; Mnih and others, *Human-level Control through Deep
# Reinforcement Learning* (2015), for the loss of DQN.

# %%
import warnings
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.figures import controls, plots
from torch.nn import functional

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# We have $n$ **targets** $y_0, \dots, y_{n-1}$ and as many **predictions** $\hat y_i$. The **error** is $e_i = \hat y_i - y_i$: positive where the
# prediction is too high. A **loss** $\ell(e)$ says how bad an error is; the **cost** $J$ is its mean over all $n$. Three losses for numbers:
#
# $$\text{squared: } e^2, \qquad \text{absolute: } |e|, \qquad
# \text{Huber's: } H_\kappa(e) = \begin{cases} \tfrac12 e^2 & |e| \le \kappa \\ \kappa\,(|e| - \tfrac12 \kappa) & |e| > \kappa . \end{cases}$$
#
# The mean of the first is the **mean squared error**, MSE; that of the second the **mean absolute error**, MAE. Huber's loss is a parabola near
# zero and continues as a straight line from $|e| = \kappa$ on. At $|e| = \kappa$ both pieces have the height $\tfrac12 \kappa^2$ and the slope
# $\pm\kappa$, so there is no corner. ($\kappa$ is the Greek letter kappa. Many books write $\delta$, which in this course is
# the TD error.)
#
# **What a loss wants.** Suppose that the prediction is one and the same number $c$ for all targets. Which $c$ has the smallest cost?
#
# **Lemma 1.** The MSE is smallest at the **mean** $\bar y$, and nowhere else.
#
# *Proof.* Write $c - y_i = (c - \bar y) + (\bar y - y_i)$ and square. In the sum over $i$ the mixed terms are
# $2 (c - \bar y) \sum_i (\bar y - y_i) = 0$, so
#
# $$\frac1n \sum_i (c - y_i)^2 = \frac1n \sum_i (\bar y - y_i)^2 + (c - \bar y)^2 . \qquad\blacksquare$$
#
# **Lemma 2.** The MAE is smallest at the **median**: with the targets sorted, at the middle one for odd $n$, and at **every** point from the lower
# to the upper of the two middle ones for even $n$; nowhere else.
#
# *Proof.* At a $c$ that is no target, each target below $c$ adds $+1$ to the slope of $\sum_i |c - y_i|$, and each above adds $-1$. So the
# slope is the number of targets below, less the number above. To the left of the middle it is negative, to the right positive, and between two
# middle ones it is zero. $\blacksquare$
#
# **Lemma 3.** The slope of $\sum_i H_\kappa(c - y_i)$ is $\sum_i \operatorname{clip}(c - y_i, -\kappa, \kappa)$, and it never falls as $c$ grows.
# So the cost is smallest where it is zero. If $\kappa$ is at least the largest distance of a target from the mean, the smallest cost is at the mean.
#
# *Proof.* The slope of $H_\kappa$ is $e$ on the parabola, and $\pm\kappa$ on the lines: that is $e$ clipped to $[-\kappa, \kappa]$. Clipping never
# falls as $e$ grows, and neither does a sum of such terms. With such a $\kappa$ nothing is clipped at $c = \bar y$, and there
# $\sum_i (\bar y - y_i) = 0$. $\blacksquare$
#
# In the other direction, $H_\kappa(e) / \kappa$ differs from $|e|$ by at most $\kappa / 2$ (check both pieces). For small $\kappa$ it is
# the absolute loss with its corner rounded off. So Huber's loss stands between the two: **a mean of what is near, a median of what is far.**
#
# **The cost surface of a linear model.** The prediction is now $\hat y_i = w x_i + b$, or $\hat y = X \theta$ with one row $(x_i, 1)$ for each
# target and the parameters $\theta = (w, b)$. Let $\hat\theta$ be the best parameters under the MSE, and $r = X\hat\theta - y$ the errors that they leave.
#
# **Lemma 4.** With $A = \frac1n X^\top X$, for every $\theta$
#
# $$J(\theta) = J(\hat\theta) + (\theta - \hat\theta)^\top A\, (\theta - \hat\theta) .$$
#
# *Proof.* With $d = \theta - \hat\theta$ the errors are $X\theta - y = r + X d$, so
# $n J(\theta) = \lVert r \rVert^2 + 2 d^\top X^\top r + d^\top X^\top X d$. The gradient at $d = 0$ is $2 X^\top r / n$. At the smallest
# cost it is zero, and so the mixed term vanishes. $\blacksquare$
#
# So the surface is **exactly** a quadratic valley as in Part 2.1, and its shape depends on the features alone, not on the targets. Let $v_1, v_2$ be the
# eigenvectors of $A$ (the same as those of $X^\top X$), of length 1 and at a right angle, with eigenvalues $\lambda_1, \lambda_2 > 0$. For
# $d = s_1 v_1 + s_2 v_2$ the cost rises by $\lambda_1 s_1^2 + \lambda_2 s_2^2$. All points where it has risen by $h$ form the ellipse
#
# $$\frac{s_1^2}{h / \lambda_1} + \frac{s_2^2}{h / \lambda_2} = 1 :$$
#
# its axes lie along the eigenvectors, with half-lengths $\sqrt{h / \lambda_1}$ and $\sqrt{h / \lambda_2}$. The curvatures (second derivatives)
# are $2\lambda_1$ and $2\lambda_2$, so gradient descent converges for learning rates below $2 / (2 \lambda_{\max}) = 1 / \lambda_{\max}$.
#
# **Yes or no: binary cross-entropy.** Some targets are not numbers but events: will this episode end here, $y = 1$, or not, $y = 0$? The
# prediction is a probability $p$ of 1. The probability that it gives to what happened is $p^y (1 - p)^{1 - y}$; for independent
# events these **likelihoods** are multiplied. To make a product as large as possible, make the sum of its negative logarithms as small as possible:
#
# $$\ell = -y \log p - (1 - y) \log (1 - p) .$$
#
# A network does not return a probability, but any number $z$, a **logit**; the **sigmoid** turns it into one: $p = \sigma(z) = 1 / (1 + e^{-z})$.
#
# **Lemma 5.** In terms of the logit, for every $z$ and $y$,
#
# $$\ell = \max(z, 0) - z y + \log\bigl(1 + e^{-|z|}\bigr), \qquad \frac{d\ell}{dz} = \sigma(z) - y .$$
#
# *Proof.* $-\log p = \log(1 + e^{-z})$. And $1 - p = e^{-z} / (1 + e^{-z})$, so $-\log(1 - p) = z + \log(1 + e^{-z})$. Together,
# $\ell = z - z y + \log(1 + e^{-z})$. For $z \ge 0$ this is the claim. For $z < 0$ use
# $\log(1 + e^{-z}) = \log\bigl(e^{-z} (e^{z} + 1)\bigr) = -z + \log(1 + e^{z})$: the two $z$ cancel, and $-zy + \log(1 + e^{z})$ is the claim again.
# For the slope, $\ell' = 1 - y - e^{-z} / (1 + e^{-z}) = 1 - y - (1 - p) = p - y$. $\blacksquare$
#
# The exponent $-|z|$ is never positive, so nothing overflows, however large the logit.
#
# In pseudocode:
#
# ```text
# Binary cross-entropy of a logit z and a target y
# 1  small ← exp(-|z|)                          between 0 and 1
# 2  return max(z, 0) - z y + log1p(small)      log1p(a) = log(1 + a), exact for tiny a
#
# The constant with the smallest Huber cost, by bisection
# 1  low, high ← the smallest and the largest target
# 2  repeat 100 times:
# 3      c ← (low + high) / 2
# 4      slope ← the sum of clip(c - y[i], -κ, κ) over all i
# 5      if slope < 0: low ← c, else: high ← c
# 6  return (low + high) / 2
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $\hat y$, $y$ | predictions, targets | `predictions`, `targets` | any, both the same | float |
# | $e$ | errors, prediction less target | `errors` | any | float |
# | $\kappa$ | where Huber's loss turns straight | `threshold` | a number above 0 | `float` |
# | $c$ | one prediction for all targets | `constant` | a number | `float` |
# | $w$, $b$ | weight and bias | `weights[i]`, `biases[j]` | `(n_weights,)`, `(n_biases,)` | float |
# | $X$ | features, a row $(x_i, 1)$ each | `design` | `(n, 2)` | `float64` |
# | $A$, $\lambda$, $v$ | $X^\top X / n$, its eigenvalues and eigenvectors | `shape`, `eigenvalues`, `axes_of` | `(2, 2)`, `(2,)`, `(2, 2)` | `float64` |
# | $z$, $p$ | logit, probability | `logits`, `logits.sigmoid()` | any | float |
#
# No function that you write changes its arguments, and the tensors that it returns are new ones at each call.

# %% [markdown]
# ## Mean squared error: built in, and a trap
#
# PyTorch has the MSE ready. **Predict, then run:** a network returned its predictions as a column, of shape `(3, 1)`; the targets are a
# row of three numbers, shape `(3,)`. Every prediction is perfect. What is the loss?


# %% tags=["demo", "nbval-check-output"]
def show_trap() -> None:
    """Print PyTorch's MSE of perfect predictions, in two shapes."""
    targets = torch.tensor([1.0, 2.0, 6.0])
    for predictions in (targets.clone(), targets.clone()[:, None]):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            loss = functional.mse_loss(predictions, targets)
        shapes = f"{tuple(predictions.shape)} and {tuple(targets.shape)}"
        print(f"shapes {shapes}: loss {loss:.4f}, {len(caught)} warning(s)")
    every_pair = (targets[:, None] - targets[None, :]).square().mean()
    assert torch.isclose(loss, every_pair)  # each with each
    assert torch.isclose(loss, 2 * targets.var(unbiased=False))


show_trap()

# %% [markdown]
# What to see: broadcasting (Part 1.5) compared each prediction with **each** target, nine pairs instead of three. PyTorch warns, and goes on. Train on this
# loss, and every prediction moves to the mean of all targets (Lemma 1): the network learns nothing about its inputs, and nothing crashes. Agents
# have been debugged for days because of it. Your own version will refuse.

# %% [markdown]
# ## Exercise 1: the mean squared error by hand
#
# *Easy, about 5 minutes.* Return the MSE and its gradient with respect to the predictions,
#
# $$J = \frac1n \sum_i (\hat y_i - y_i)^2, \qquad \frac{\partial J}{\partial \hat y_i} = \frac2n (\hat y_i - y_i),$$
#
# where $n$ counts all entries, whatever the shape. PyTorch's own mean squared error is forbidden here. If the two shapes are not equal, raise a `ValueError`, also
# where broadcasting would accept them. A relative error of $10^{-4}$ is forgiven in `float32`, of $10^{-9}$ in `float64`.
#
# For predictions $(3, 1)$ and targets $(1, 2)$ the errors are $(2, -1)$, the MSE is 2.5 and the gradient $(2, -1)$.
#
# <details><summary>Hint</summary>
#
# `tensor.numel()` counts the entries. `tensor.shape` can be compared with `!=`.
#
# </details>


# %% exercise="mse_and_gradient" task=1 forbid="mse_loss MSELoss"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the mean squared error and its gradient with respect to predictions.

    Args:
        predictions: At least one number, any shape, float32 or float64, on the CPU.
        targets: As many, in the same shape and dtype. Neither requires a gradient.

    Returns:
        The error, shape ``[]``, and the gradient, in the shape of ``predictions``; both
        in their dtype.

    Raises:
        ValueError: The shapes are not equal.
    """
    # BEGIN SOLUTION
    if predictions.shape != targets.shape:
        raise ValueError(
            f"got shapes {tuple(predictions.shape)} and {tuple(targets.shape)}, "
            f"expected twice the same"
        )
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()
    # END SOLUTION


# %% test="mse_and_gradient" points=1
def test_mse_and_gradient() -> None:
    for predicted, wanted, loss, gradient, thought in (
        ([3.0, 1.0], [1.0, 2.0], 2.5, [2.0, -1.0], "The errors are 2 and -1."),
        ([4.0], [1.0], 9.0, [6.0], "One error of 3: the slope of the square is 6."),
        (
            [[1.0, 0.0], [0.0, 3.0]],
            [[0.0, 0.0], [0.0, 1.0]],
            1.25,
            [[0.5, 0.0], [0.0, 1.0]],
            "Four entries: n is 4, not the number of rows.",
        ),
    ):
        predictions, targets = torch.tensor(predicted), torch.tensor(wanted)
        with checks.unchanged(predictions=predictions, targets=targets):
            found = checks.attempt(mse_and_gradient, predictions, targets)
        pair = "Return two tensors: the error, and its gradient."
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("the number of results", len(found), 2, thought=pair)
        what = f"the error for {predicted} and {wanted}"
        checks.close(
            what,
            checks.tensor(what, found[0], shape=(), thought=pair),
            loss,
            thought=thought,
        )
        what = f"the gradient for {predicted} and {wanted}"
        checks.close(
            what,
            checks.tensor(what, found[1], shape=predictions.shape, thought=pair),
            gradient,
            thought=thought,
        )
    checks.raises(
        ValueError,
        lambda: mse_and_gradient(torch.zeros(3, 1), torch.zeros(3)),
        thought="A column and a row: would they be broadcast to nine pairs?",
    )


# %% hidden="mse_and_gradient" points=1
def hidden_mse_and_gradient() -> None:
    generator = torch.Generator().manual_seed(231)
    shapes = [(), (1,), (7,), (5, 3), (1, 4), (6, 1), (2, 3, 4), (10_000,)]
    for shape in shapes:
        n = int(np.prod(shape))
        for dtype, rtol in ((torch.float32, 1e-4), (torch.float64, 1e-9)):
            for scale in (1.0, 1e-9, 1e9):
                drawn = torch.randn(2, *shape, generator=generator, dtype=torch.float64)
                predictions, targets = (scale * drawn).to(dtype)
                with checks.unchanged(predictions=predictions, targets=targets):
                    found = checks.attempt(mse_and_gradient, predictions, targets)
                thought = "Are they two tensors, in the shapes and the dtype asked for?"
                found = checks.instance("the result", found, tuple, thought=thought)
                checks.equal("how many", len(found), 2, thought=thought)
                loss = checks.tensor(
                    "the error", found[0], shape=(), dtype=dtype, thought=thought
                )
                gradient = checks.tensor(
                    "the gradient", found[1], shape=shape, dtype=dtype, thought=thought
                )
                leaf = predictions.double().requires_grad_()
                reference = functional.mse_loss(leaf, targets.double())
                reference.backward()
                checks.close(
                    "the error",
                    loss,
                    reference,
                    thought="Is it the mean over all entries, in any shape?",
                    rtol=rtol,
                    atol=0.0,
                )
                checks.close(
                    "the gradient",
                    gradient,
                    leaf.grad if leaf.grad is not None else leaf,
                    thought="Is it the slope in each prediction, in any shape?",
                    rtol=rtol,
                    atol=(1e-6 if dtype == torch.float32 else 1e-13) * scale / n,
                )
    small = torch.rand(50, generator=generator)
    found = checks.attempt(mse_and_gradient, 1e4 + small, torch.full((50,), 1e4))
    errors = ((1e4 + small) - 1e4).double()
    thought = "Are small errors of large numbers right? Subtract first, then square."
    checks.close(
        "the error", found[0], errors.square().mean(), thought=thought, rtol=1e-4
    )
    checks.close("the gradient", found[1], errors / 25, thought=thought, rtol=1e-4)
    two, five = torch.full((3,), 2.0), torch.full((3,), 5.0)
    calls = [(two, five), (two, -two), (five, -two), (-two, five)]
    everything = checks.each(mse_and_gradient, calls)
    for found, error in zip(everything, (-3.0, 4.0, 7.0, -7.0), strict=True):
        thought = "Does each call return its own numbers, whatever was called before?"
        checks.close("the error", found[0], error**2, thought=thought)
        checks.close("the gradient", found[1], [2 * error / 3] * 3, thought=thought)
    checks.true(
        "functions that are called plainly",
        {"getattr", "vars", "eval", "exec", "__dict__"}.isdisjoint(
            checks.names_in(mse_and_gradient)
        ),
        thought="Is it your own formula, with no function fetched by name?",
    )
    checks.true(
        "tensors of their own",
        checks.returns_new_tensors(mse_and_gradient, torch.ones(3), torch.zeros(3)),
        thought="Does a result share its memory with an argument, or a former result?",
    )
    for one, other in (
        ((4, 1), (4,)),
        ((4,), (4, 1)),
        ((4,), (1,)),
        ((), (4,)),
        ((1,), ()),
        ((2, 3), (3, 2)),
        ((6,), (2, 3)),
        ((1, 3), (2, 3)),
        ((3,), (2, 3)),
        ((3, 1, 2), (3, 2)),
        ((3,), (4,)),
    ):
        checks.raises(
            ValueError,
            lambda one=one, other=other: mse_and_gradient(
                torch.zeros(one), torch.ones(other)
            ),
            thought="Are all shapes refused that are not equal?",
        )


# %% [markdown]
# Does the gradient agree with what autograd finds for the built-in loss? And what do its other two forms, `reduction="sum"` and `"none"`, return?


# %% tags=["demo", "nbval-check-output"]
def show_built_in(predictions: torch.Tensor, targets: torch.Tensor) -> None:
    """Hold the function of Exercise 1 against PyTorch's own loss and autograd."""
    loss, gradient = mse_and_gradient(predictions, targets)
    leaf = predictions.clone().requires_grad_()
    built_in = functional.mse_loss(leaf, targets)
    built_in.backward()
    assert leaf.grad is not None
    assert torch.equal(leaf.grad, gradient)
    print(f"by hand {loss:.3f}, built in {built_in:.3f}; gradient {gradient.tolist()}")
    total = functional.mse_loss(predictions, targets, reduction="sum")
    each = functional.mse_loss(predictions, targets, reduction="none")
    print(f"sum {total:.3f}, none {each.tolist()}")


with checks.demonstration():
    show_built_in(torch.tensor([3.0, 1.0]), torch.tensor([1.0, 2.0]))

# %% [markdown]
# They agree. Whether a loss is a sum or a mean matters: the gradient of the sum is $n$ times as long, and so the largest learning rate is
# $n$ times as small.

# %% [markdown]
# ## The surface: a valley made of features
#
# A robot in a corridor stands at a position $x$, in metres from a mark on the floor, and a linear model predicts its return. Here are 40 of its experiences. On the left: the cost
# for each weight and bias, seen from above. The ellipse is where the cost has risen by 1. Its two axes are not fitted: they are computed from the
# eigenvectors of $X^\top X / n$, with the half-lengths of Lemma 4. On the right: the same surface as a landscape.
#
# Now the slider. It moves the mark: the same experiences, measured from somewhere else. **Predict** what happens to the valley when the mean
# of the features goes from 1 to 0, and when it goes to 3.


# %% tags=["demo"] alt="Two panels of the cost of a linear model over weight and bias, at a feature mean of 1. Left, contours are tilted ellipses; one, drawn thick, has its two axes along the eigenvectors of the feature matrix. Right, the same as a landscape, a curved valley."
feature_noise = torch.Generator().manual_seed(23)
distances = 2 * torch.rand(40, generator=feature_noise, dtype=torch.float64) - 1
distances = 2 * (distances - distances.mean())  # mean 0, from about -2 to 2
observed_returns = (
    3.0
    - 1.5 * distances
    + 0.7 * torch.randn(40, generator=feature_noise, dtype=torch.float64)
)


def valley(mean: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return design, best parameters and shape matrix where features have this mean.

    Returns:
        The rows ``(x, 1)``, shape ``[40, 2]``, the weight and the bias of the smallest
        cost, shape ``[2]``, and ``X^T X / n``, shape ``[2, 2]``; float64.
    """
    features = distances + mean
    design = torch.stack([features, torch.ones_like(features)], dim=1)
    # Part 2.4 shows how this finds the smallest cost.
    best = torch.linalg.lstsq(design, observed_returns[:, None]).solution[:, 0]
    return design, best, design.T @ design / len(design)


def cost(design: torch.Tensor, theta: torch.Tensor) -> torch.Tensor:
    """Return the MSE for parameters of shape ``[..., 2]``."""
    errors = theta @ design.T - observed_returns  # [..., 40]
    return errors.square().mean(dim=-1)


def surface_panels(mean: float) -> Figure:
    """Draw the cost around its lowest point, as contours and as a landscape."""
    design, best, shape = valley(mean)
    eigenvalues, axes_of = torch.linalg.eigh(shape)  # columns: eigenvectors
    figure = plt.figure(figsize=(9.5, 4.2), layout="constrained")
    left = figure.add_subplot(1, 2, 1)
    (w, b), reach = best.tolist(), 3.0

    def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return cost(design, torch.from_numpy(np.stack([x, y], axis=-1))).numpy()

    plots.loss_contours(left, height, (w - reach, w + reach), (b - reach, b + reach))
    turn = torch.linspace(0, 2 * torch.pi, 200, dtype=torch.float64)
    half = (1 / eigenvalues).sqrt()  # the cost has risen by h = 1
    circle = torch.stack([turn.cos(), turn.sin()])  # [2, 200]
    ellipse = best + (axes_of @ (half[:, None] * circle)).T
    assert torch.allclose(
        cost(design, ellipse) - cost(design, best), torch.ones_like(turn)
    )
    left.plot(
        ellipse[:, 0], ellipse[:, 1], color=plots.PALETTE[1], label="cost risen by 1"
    )
    for k, name in ((1, "steepest"), (0, "flattest")):
        ends = torch.stack([-axes_of[:, k], axes_of[:, k]]) * half[k] + best
        left.plot(
            ends[:, 0],
            ends[:, 1],
            linestyle="-" if k else "--",
            color=plots.PALETTE[0] if k else "black",
            label=f"{name}: eigenvalue {eigenvalues[k]:.2f}",
        )
    left.set(xlabel="weight $w$", ylabel="bias $b$", aspect="equal")
    left.legend(loc="upper right", fontsize="small")
    right = figure.add_subplot(1, 2, 2, projection="3d")
    span = np.linspace(-reach, reach, 25)
    x, y = np.meshgrid(w + span, b + span)
    right.plot_surface(x, y, height(x, y), cmap="viridis")
    right.set(xlabel="weight $w$", ylabel="bias $b$", zlabel="cost (MSE)")
    ratio = eigenvalues[1] / eigenvalues[0]
    figure.suptitle(f"features of mean {mean:g}: largest / smallest = {ratio:.1f}")
    return figure


controls.interactive_figure(
    surface_panels, mean=controls.slider(-3.0, 3.0, 0.5, 1.0, "mean of the features")
)

# %% tags=["demo", "nbval-check-output"]
test_points = torch.randn(500, 2, generator=feature_noise, dtype=torch.float64)


def show_valley(mean: float) -> float:
    """Print the eigenvalues for features of this mean; hold Lemma 4 at 500 points."""
    design, best, shape = valley(mean)
    eigenvalues = torch.linalg.eigvalsh(shape)
    d = 10 * test_points - best
    rise = cost(design, best + d) - cost(design, best)
    assert torch.allclose(rise, (d @ shape * d).sum(dim=1))
    largest, smallest = eigenvalues[1].item(), eigenvalues[0].item()
    print(
        f"mean {mean:g}: eigenvalues {largest:6.3f} and {smallest:.3f}, "
        f"ratio {largest / smallest:6.1f}, learning rates below {1 / largest:.3f}"
    )
    return largest / smallest


valley_ratios = [show_valley(mean) for mean in (0.0, 1.0, 3.0)]
assert valley_ratios == sorted(valley_ratios)

# %% [markdown]
# What to see: with features of mean 0, weight and bias do not disturb each other, and the axes of the ellipse are those of the picture. The further the
# mean is from 0, the longer and narrower the valley: a change of the weight can nearly be undone by a change of the bias. And the
# narrower it is, the slower is gradient descent (Part 2.1). Nothing about the targets changed, nor about the task: **the same
# data, shifted.** That is why agents normalise their observations. The second cell asserted Lemma 4 at 500 parameters for each mean.

# %% [markdown]
# ## Exercise 2: draw a cost surface
#
# *Medium, about 15 minutes.* Draw the MSE of $\hat y_i = w x_i + b$ for each pair of a weight and a bias, as a picture of coloured cells, in one panel,
# with `pcolormesh` (or `imshow`):
#
# - the weight grows to the right, the bias grows upwards; each cell is centred at its weight and bias, and the limits of the axes show all
#   cells, and at most one cell's width beyond their edges on each side;
# - the colours show the MSE itself, one cell for each pair, on a scale from the smallest MSE (or 0) to the largest, linear or, where no MSE is 0,
#   logarithmic; a colour bar shows this scale;
# - **one** marker, such as a star or a dot, at the pair with the smallest MSE of all these pairs;
# - both axes are labelled with what is drawn along them.
#
# Return the `Figure`, a new one at each call. For $x = (0, 1)$, $y = (1, 3)$, the weights $(1, 2, 3)$ and the biases $(0, 1, 2, 3)$ there are $3 \times 4$ cells,
# and the star stands at $w = 2$, $b = 1$, where the MSE is 0. At $w = 1$, $b = 1$ the errors are $(0, -1)$: the MSE is 0.5.
#
# <details><summary>Hint</summary>
#
# All predictions at once: `weights[None, :, None] * x + biases[:, None, None]` has the shape `(n_biases, n_weights, n)`. Rows of the
# picture are biases. `axes.pcolormesh(weights, biases, losses)` centres its cells by itself; `figure.colorbar(mesh)` makes the bar.
# `losses.argmin()` counts through the whole table; `divmod(that, n_weights)` gives row and column.
#
# </details>


# %% exercise="surface_figure" task=2
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    """Draw the mean squared error of a line for each weight and bias.

    Args:
        x: Features, shape ``[n]``, float64, n at least 1.
        y: Targets, shape ``[n]``, float64. All four tensors are on the CPU.
        weights: At least 3 weights, ascending and equally spaced, shape
            ``[n_weights]``, float64.
        biases: The same for the bias, shape ``[n_biases]``. One pair of a weight and a
            bias has a smaller error than all others.

    Returns:
        A figure with one panel and a colour bar.
    """
    # BEGIN SOLUTION
    predictions = weights[None, :, None] * x + biases[:, None, None]
    losses = (predictions - y).square().mean(dim=2)  # [n_biases, n_weights]
    row, column = divmod(int(losses.argmin()), len(weights))
    figure, axes = plt.subplots(layout="constrained")
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh, label="MSE")
    axes.plot(weights[column], biases[row], "w*", markersize=14, markeredgecolor="k")
    axes.set(xlabel="weight", ylabel="bias")
    return figure
    # END SOLUTION


# %% test="surface_figure" points=1
def test_surface_figure() -> None:
    x = torch.tensor([0.0, 1.0], dtype=torch.float64)
    y = torch.tensor([1.0, 3.0], dtype=torch.float64)
    weights = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    biases = torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64)
    figure = checks.figure_of(
        surface_figure,
        *(x, y, weights, biases),
        n_axes=1,
        thought="Do you return the figure, with one labelled panel?",
    )
    axes = checks.panels_of(figure)[0]
    cells = checks.picture(
        "the cells as they are seen",
        axes,
        [[2.5, 4.0, 6.5], [0.5, 1.0, 2.5], [0.5, 0.0, 0.5], [2.5, 1.0, 0.5]],
        thought="The top row is the largest bias, the left column the smallest weight.",
    )
    checks.scatter(
        "the marker",
        *(axes, [2.0], [1.0]),
        only=True,
        thought="Where is the MSE 0? Weight to the right, bias upwards.",
    )
    thought = "Is each cell centred at its weight and bias, and is all in view?"
    checks.close("the limits", axes.get_xlim(), [0.5, 3.5], thought=thought, atol=1.01)
    checks.close("the limits", axes.get_ylim(), [-0.5, 3.5], thought=thought, atol=1.01)
    checks.in_view("the cells", axes, x=[0.51, 3.49], y=[-0.49, 3.49], thought=thought)
    checks.true(
        "a colour bar",
        len(checks.colour_bars_of(figure)) == 1,
        thought="figure.colorbar makes one of what pcolormesh or imshow returns.",
    )
    checks.close(
        "the MSE at the end of the colours",
        cells.limits[1],
        6.5,
        thought="Do the colours reach to the largest MSE?",
        rtol=0.01,
    )


# %% hidden="surface_figure" points=2
def hidden_surface_figure() -> None:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyQuadMesh, QuadMesh

    def edges_of(axes: Axes) -> list[float]:
        """Return left, right, lower and upper edge of all cells together."""
        found: list[float] = []
        for image in axes.images:
            left, right, low, high = image.get_extent()
            found = [*sorted((left, right)), *sorted((low, high))]
        for mark in axes.collections:
            if isinstance(mark, QuadMesh | PolyQuadMesh):
                x, y = np.moveaxis(np.asarray(mark.get_coordinates()), -1, 0)
                found = [x.min(), x.max(), y.min(), y.max()]
        return found

    rng = np.random.default_rng(232)
    cases = list[tuple[list[np.ndarray], float]]()
    for n, n_weights, n_biases, true_w, true_b, width in (
        (1, 3, 5, 0.0, 0.0, 1.0),
        (2, 6, 4, -2.0, 1.0, 0.5),
        (30, 4, 9, 1.0, -3.0, 2.0),
        (7, 12, 3, 200.0, 40.0, 10.0),
        (100, 31, 25, 0.003, -0.002, 0.001),
        (5, 5, 5, -1.0, -1.0, 0.25),
        (9, 8, 8, 2.0, 3.0, 1.0),  # an askew valley, its lowest point between pairs
    ):
        weights = true_w + width * (np.arange(n_weights) - int(rng.integers(n_weights)))
        gap = 1.5 * width
        biases = true_b + gap * (np.arange(n_biases) - int(rng.integers(n_biases)))
        x = rng.normal(size=n) + (6.0 if n == 9 else 0.3)
        y = (
            (true_w + (0.4 if n == 9 else 0.0)) * x
            + true_b
            + 0.05 * width * rng.normal(size=n)
        )
        cases.append(([x, y, weights, biases], width))
    [x, y, weights, biases], width = cases[4]
    middle = (len(weights) // 2, len(biases) // 2)
    y = weights[middle[0]] * x + biases[middle[1]]
    y = y + np.where(np.arange(len(y)) % 10 == 0, 0.03, 0.0)  # outliers pull the MSE
    cases.append(([x, y, weights, biases], width))
    cases += [
        ([-x, y, weights, biases], width),
        ([x, y, -weights[::-1], biases], width),
    ]
    cases.append(([x, y, weights, biases - 1.5 * width], width))
    for (x, y, weights, biases), width in cases:
        gap = 1.5 * width
        arguments = [torch.from_numpy(one.copy()) for one in (x, y, weights, biases)]
        names = dict(zip(("x", "y", "weights", "biases"), arguments, strict=True))
        with checks.unchanged(**names):
            figure = checks.figure_of(
                surface_figure,
                *arguments,
                n_axes=1,
                thought="Is it a new figure with one panel, both axes labelled?",
            )
        axes = checks.panels_of(figure)[0]
        losses = np.array(
            [[float(np.mean((w * x + b - y) ** 2)) for w in weights] for b in biases]
        )
        cells = checks.picture(
            "the cells",
            axes,
            losses[::-1],
            thought="Is it the MSE, with weight to the right and bias upwards?",
            rtol=1e-6,
            atol=1e-12,
        )
        low, high = cells.limits
        slack = 0.01 * (losses.max() - losses.min())
        checks.true(
            "the colours",
            -slack <= low <= losses.min() + slack
            and abs(high - losses.max()) <= slack
            and not np.isnan(checks.colours_in_cells(axes)).any(),
            thought="Has each cell one colour, from the smallest MSE to the largest?",
        )
        j, i = np.unravel_index(losses.argmin(), losses.shape)
        checks.scatter(
            "the marker",
            axes,
            [weights[i]],
            [biases[j]],
            only=True,
            thought="Does one marker stand at the pair with the smallest MSE?",
            atol=1e-3 * width,
        )
        for limits, places, step in (
            (sorted(axes.get_xlim()), weights, width),
            (sorted(axes.get_ylim()), biases, gap),
        ):
            low, high = places[0] - step / 2, places[-1] + step / 2
            slack = 1e-3 * step
            checks.true(
                "the limits of the axes",
                low - step - slack <= limits[0] <= low + slack
                and high - slack <= limits[1] <= high + step + slack,
                thought="Are cells centred at their weight and bias, and all in view?",
            )
        checks.close(
            "the edges of the cells",
            edges_of(axes),
            [
                *(weights[0] - width / 2, weights[-1] + width / 2),
                *(biases[0] - gap / 2, biases[-1] + gap / 2),
            ],
            thought="Is each cell centred at its weight and bias?",
            rtol=0.0,
            atol=1e-3 * width,
        )
        checks.labels(
            axes,
            x=("weight", "w"),
            y=("bias", "b"),
            thought="Does each label say what is along its axis?",
        )
        bars = checks.colour_bars_of(figure)
        checks.true("a colour bar", len(bars) == 1, thought="Is there a colour bar?")
        [bar] = bars
        ends = [sorted(pair) for pair in (bar.get_xlim(), bar.get_ylim())]
        checks.true(
            "the scale of the colour bar",
            any(bool(np.allclose(pair, cells.limits)) for pair in ends)
            and all(shown.colours == cells.colours for shown in checks.pictures(bar)),
            thought="Does the colour bar show the scale and the colours of the cells?",
        )


# %% [markdown]
# ## Cross-entropy, and the logit that broke it
#
# Now the loss for yes and no. **Predict, then run.** The target is 1 and the logit is $-1000$: the network is as sure as can be, and wrong.
# By Lemma 5 the loss is 1000 and its slope $-1$: "up, please!" What do three popular ways to compute it say, in `float32`? (a) the formula
# $-\log \sigma(z)$ as it stands; (b) the same with a small number inside the logarithm "for stability"; (c) PyTorch's `binary_cross_entropy` of the probability.


# %% tags=["demo", "nbval-check-output"]
def show_ways(logit: float, target: float) -> float:
    """Print loss and slope, in four ways, float32; return the last loss."""
    y = torch.tensor(target)

    def of(probability: torch.Tensor, small: float) -> torch.Tensor:
        happened = probability if target else 1 - probability
        return -(happened + small).log()

    ways: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "formula": lambda z: of(z.sigmoid(), 0.0),
        "formula + 1e-8": lambda z: of(z.sigmoid(), 1e-8),
        "of probability": lambda z: functional.binary_cross_entropy(z.sigmoid(), y),
        "of logit": lambda z: functional.binary_cross_entropy_with_logits(z, y),
    }
    loss = torch.zeros(())
    for name, way in ways.items():
        z = torch.tensor(logit, requires_grad=True)
        loss = way(z)
        loss.backward()
        assert z.grad is not None
        numbers = f"loss {loss.item() + 0:9.3e}, slope {z.grad.item() + 0:10.3e}"
        print(f"z = {logit:5g}, y = {target:g}, {name:14}: {numbers}")  # + 0: no -0
        if name == "of logit":  # Lemma 5, in float64
            exact = np.logaddexp(0.0, -logit if target else logit)
            assert abs(loss.item() - exact) <= 1e-7 * abs(logit)
            slope = np.exp(-np.logaddexp(0.0, -logit)) - target
            assert abs(z.grad.item() - slope) < 1e-7
    return loss.item()


for shown_logit in (-1000.0, -30.0, 20.0):
    show_ways(shown_logit, target=1.0)
assert show_ways(-20.0, target=0.0) == 0.0

# %% [markdown]
# What to see, at $-1000$: the sigmoid has become 0. The plain formula answers infinity, with a slope that is no number. The small number hides the infinity,
# and the loss says 18.4; worse, **the slope is zero**, so the network that is most wrong learns nothing. PyTorch's loss of a probability stops
# counting at 100, and its slope is 0 as well; at $-30$ its loss is right, but its slope is ten times too small. At $+20$ the first three say 0, where the loss is $2 \cdot 10^{-9}$.
# Only the loss **of the logit** has the right slope every time (the cell asserts it, to $10^{-7}$), and its loss is off by no more than a ten-millionth of
# the logit's size. No patch helps once the probability has been rounded: the information is gone. So networks return logits, and the loss takes them.
#
# The last four lines are the mirror image of those at $+20$: surely not, and so it was. Here PyTorch's loss of the logit says 0 in place of $2 \cdot 10^{-9}$: it
# takes one number near $-20$ from another, and the small difference is lost in rounding. Its slope is right all the same, so no network minds. Lemma 5
# is exact on both sides.

# %% [markdown]
# ## Exercise 3: cross-entropy from logits
#
# *Medium, about 10 minutes.* Return the binary cross-entropy for each logit and target, by Lemma 5 or any other way. Only PyTorch's `binary_cross_entropy`,
# `binary_cross_entropy_with_logits`, `BCELoss` and `BCEWithLogitsLoss` are forbidden.
#
# - A target is 0, 1, or a number from 0.05 to 0.95. The relative error of a loss must be at most $10^{-4}$ in `float32` and $10^{-9}$ in `float64`.
#   In both, a loss below $10^{-37}$ may be returned as 0.
# - Autograd must be able to go through it: the gradient with respect to the logits must be $\sigma(z) - y$, off by at most $10^{-5}$,
#   for every logit other than 0.
#
# For logits $(0, 1000, -1000)$ and targets $(1, 1, 1)$ the losses are $(0.6931, 0, 1000)$.
#
# <details><summary>Hint</summary>
#
# Three terms, three calls: `clamp(min=0)` is the larger of a number and 0, `abs()`, and `torch.log1p`. Why not `torch.log(1 + ...)`? In
# `float32`, 1 plus $2 \cdot 10^{-9}$ is 1.
#
# </details>


# %% exercise="bce_from_logits" task=3 forbid="binary_cross_entropy binary_cross_entropy_with_logits BCELoss BCEWithLogitsLoss"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the binary cross-entropy of each logit, right for logits of any size.

    Args:
        logits: Any shape (also without entries), float32 or float64, finite, on the
            CPU; sizes up to 1e30.
        targets: 0, 1, or from 0.05 to 0.95; same shape and dtype.

    Returns:
        One loss for each logit, in the shape and dtype of ``logits``.
    """
    # BEGIN SOLUTION
    small = torch.exp(-logits.abs())
    return logits.clamp(min=0) - logits * targets + torch.log1p(small)
    # END SOLUTION


# %% test="bce_from_logits" points=1
def test_bce_from_logits() -> None:
    for logit, target, expected, thought in (
        (0.0, 1.0, 0.6931472, "Half and half: minus the logarithm of 1/2."),
        (2.0, 1.0, 0.1269280, "log(1 + exp(-2))."),
        (2.0, 0.0, 2.1269280, "2 + log(1 + exp(-2)): surer, and wrong."),
        (-2.0, 1.0, 2.1269280, "The same, the other way round."),
        (2.0, 0.75, 0.6269280, "Between 0 and 1: max(z, 0) - z y + ..."),
        (1000.0, 1.0, 0.0, "Sure, and right: nothing to pay."),
        (1000.0, 0.0, 1000.0, "Sure, and wrong: does an exponential overflow?"),
        (-1000.0, 1.0, 1000.0, "Does a probability become 0 on the way?"),
        (20.0, 1.0, 2.061154e-9, "In float32, 1 + 2e-9 is 1: log1p knows better."),
    ):
        logits, targets = torch.tensor([logit]), torch.tensor([target])
        with checks.unchanged(logits=logits, targets=targets):
            found = checks.attempt(bce_from_logits, logits, targets)
        what = f"the loss of the logit {logit:g} for the target {target:g}"
        found = checks.tensor(
            what,
            found,
            shape=(1,),
            dtype=torch.float32,
            thought="One loss for each logit: no mean, no sum.",
        )
        checks.close(what, found, [expected], thought=thought, rtol=1e-4, atol=1e-37)
    logits = torch.tensor([-1000.0, -2.0, 2.0, 1000.0], requires_grad=True)
    total = checks.attempt(bce_from_logits, logits, torch.ones(4)).sum()
    [slopes] = checks.attempt(torch.autograd.grad, total, logits)
    checks.close(
        "the gradient with respect to the logits -1000, -2, 2, 1000 for targets of 1",
        slopes,
        [-1.0, -0.8807971, -0.1192029, 0.0],
        thought="The sigmoid less the target: can autograd go all the way?",
        atol=1e-5,
    )


# %% hidden="bce_from_logits" points=2
def hidden_bce_from_logits() -> None:
    def compare(logits: torch.Tensor, targets: torch.Tensor) -> None:
        leaf = logits.clone().requires_grad_()
        with checks.unchanged(logits=leaf, targets=targets):
            found = checks.attempt(bce_from_logits, leaf, targets)
        found = checks.tensor(
            "the losses",
            found,
            shape=logits.shape,
            dtype=logits.dtype,
            thought="Is there one loss for each logit, in the dtype of the logits?",
        )
        # Written another way: what each outcome costs, weighed by its target.
        z, y = logits.double().numpy(), targets.double().numpy()
        no, yes = np.logaddexp(0.0, z), np.logaddexp(0.0, -z)
        checks.close(
            "the losses",
            found,
            np.where(y == 1, yes, np.where(y == 0, no, y * yes + (1 - y) * no)),
            thought="Is it exact for logits of any size, and for losses of any size?",
            rtol=1e-4 if logits.dtype == torch.float32 else 1e-9,
            atol=1e-37,
        )
        # A loss may be one part of many: its slope counts as often as it does.
        shares = torch.tensor(rng.uniform(-1, 1, logits.shape)).to(logits.dtype)
        [slopes] = checks.attempt(torch.autograd.grad, (found * shares).sum(), leaf)
        is_smooth = (logits != 0).numpy()
        checks.close(
            "the gradient",
            slopes.numpy()[is_smooth],
            (shares.numpy() * (np.exp(-yes) - y))[is_smooth],
            thought="Is the gradient the sigmoid less the target, for any "
            "logit and any weighted sum of the losses?",
            rtol=0.0,
            atol=1e-5,
        )

    rng = np.random.default_rng(233)
    sizes = [1e-30, 1e-6, 0.3, 1.0, 5.0, 15.0, 17.5, 25.0, 36.0, 40.0, 60.0, 80.0]
    sizes += [86.0, 90.0, 104.0, 300.0, 709.0, 746.0, 1000.0, 1e5, 1e30]
    edges = torch.tensor([0.0, -0.0, *sizes, *(-size for size in sizes)]).double()
    for dtype in (torch.float32, torch.float64):
        for target in (0.0, 1.0, 0.05, 0.5, 0.95):
            compare(edges.to(dtype), torch.full(edges.shape, target, dtype=dtype))
        for shape in ((), (1,), (0,), (0, 3), (7,), (3, 1), (4, 5), (2, 3, 4), (5000,)):
            for scale in (0.1, 3.0, 30.0, 400.0):
                logits = torch.tensor(scale * rng.normal(size=shape)).to(dtype)
                targets = torch.tensor(rng.integers(0, 2, size=shape)).to(dtype)
                compare(logits, targets)
            compare(logits, torch.tensor(rng.uniform(0.05, 0.95, shape)).to(dtype))
    pair = torch.tensor([[1.0, -2.0], [40.0, 0.5]])
    compare(pair.T, torch.eye(2))
    leaf, targets = pair.clone().requires_grad_(), torch.eye(2)
    first = checks.attempt(bce_from_logits, leaf, targets)
    for later in ((leaf, 1 - targets), (-pair, targets)):  # before the way back
        checks.attempt(bce_from_logits, *later)
    [slopes] = checks.attempt(torch.autograd.grad, first.sum(), leaf)
    checks.close(
        "the gradient",
        slopes,
        pair.sigmoid() - targets,
        thought="Does each loss keep its own gradient, whatever is called later?",
        atol=1e-5,
    )
    thought = "Does the result share memory with an argument, or with a former result?"
    checks.true(
        "a tensor of its own",
        checks.returns_new_tensors(bce_from_logits, pair, torch.eye(2)),
        thought=thought,
    )
    checks.true(
        "functions that are called plainly",
        {"getattr", "vars", "eval", "exec", "__dict__"}.isdisjoint(
            checks.names_in(bce_from_logits)
        ),
        thought="Is it your own formula, with no function fetched by name?",
    )


# %% [markdown]
# **At zero exactly.** Why does the exercise leave out the logit 0? The loss is smooth there, but its three terms are not: $\max(z, 0)$ and $|z|$ have
# corners at 0, which cancel in the sum. Autograd takes one slope for each corner by itself, and never sees that they cancel. Zero is no rare logit: a network whose last layer starts with
# zeros returns nothing else. Here is the slope at 0 for a target of 1 in three ways; by Lemma 5 it is $\sigma(0) - 1 = -0.5$.


# %% tags=["demo", "nbval-check-output"]
def show_slopes_at_zero() -> None:
    """Print the slope at logit 0, target 1, for three ways to write the loss."""
    ways: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "clamp and abs": lambda z: z.clamp(min=0) - z + (-z.abs()).exp().log1p(),
        "relu and abs": lambda z: z.relu() - z + (-z.abs()).exp().log1p(),
        "built in": lambda z: functional.binary_cross_entropy_with_logits(
            z, torch.ones(())
        ),
    }
    slopes: dict[str, float] = {}
    for name, way in ways.items():
        z = torch.zeros((), requires_grad=True)
        way(z).backward()
        assert z.grad is not None
        slopes[name] = z.grad.item()
        print(f"{name:13}: slope {z.grad:+.1f}")
    assert list(slopes.values()) == [0.0, -1.0, -0.5]


show_slopes_at_zero()

# %% [markdown]
# With `clamp`, a network that starts at logit 0 would never leave it for a target of 1: its slope is 0. PyTorch's own loss arranges its terms
# differently, and its slope is right. In your own agents, use that one; you now know what is inside, and what it rounds away.

# %% [markdown]
# ## Exercise 4: the price of being sure
#
# *Medium, about 10 minutes.* Draw the binary cross-entropy in two panels with linear axes, side by side: on the left against the **probability** $p = \sigma(z)$,
# on the right against the **logit** $z$. In each panel
#
# - one line for the target 1 and one for the target 0, through all logits in the order given, told apart by colour or line style, with the
#   names `target 1` and `target 0` in a legend (where they look the same in both panels, one legend will do);
# - labels on both axes, which say what is drawn along them;
# - nothing is cut off, also for logits of $\pm 1000$: there is no `inf` and no `nan` in any line.
#
# Return the `Figure`, a new one at each call. Use your `bce_from_logits` or PyTorch's loss of logits. For the logits $(-2, 0, 2)$ the line of target 1 goes through $(0.119, 2.127)$, $(0.5, 0.693)$ and
# $(0.881, 0.127)$ on the left, and has the same heights above $-2$, 0 and 2 on the right.
#
# <details><summary>Hint</summary>
#
# `figure, (left, right) = plt.subplots(1, 2)`. Targets in the shape of the logits: `torch.ones_like(logits)` and `torch.zeros_like(logits)`.
#
# </details>


# %% exercise="bce_figure" task=3
def bce_figure(logits: torch.Tensor) -> Figure:
    """Draw the binary cross-entropy against probability and logit, for both targets.

    Args:
        logits: At least 2 logits, ascending, shape ``[n]``, float64, on the CPU.

    Returns:
        A figure with two panels side by side: against the probability on the left,
        against the logit on the right.
    """
    # BEGIN SOLUTION
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for target in (1, 0):
        losses = bce_from_logits(logits, torch.full_like(logits, target))
        left.plot(logits.sigmoid(), losses, label=f"target {target}")
        right.plot(logits, losses, label=f"target {target}")
    left.set(xlabel="probability p", ylabel="loss")
    right.set(xlabel="logit z", ylabel="loss")
    left.legend()
    right.legend()
    return figure
    # END SOLUTION


# %% test="bce_figure" points=1
def test_bce_figure() -> None:
    logits = torch.tensor([-2.0, 0.0, 2.0], dtype=torch.float64)
    figure = checks.figure_of(
        bce_figure,
        logits,
        n_axes=2,
        arranged="row",
        thought="Do you return the figure, with two labelled panels side by side?",
    )
    falling = [2.126928, 0.6931472, 0.126928]
    x_of = {"probability": [0.1192029, 0.5, 0.8807971], "logit": [-2.0, 0.0, 2.0]}
    for axes, (name, x) in zip(checks.panels_of(figure), x_of.items(), strict=True):
        one, zero = (
            checks.curve(
                f"the line of target {target} against the {name}",
                *(axes, x, heights),
                name=f"target {target}",
                thought="Target 1 is cheap where the probability is high.",
                rtol=1e-4,
            )
            for target, heights in ((1, falling), (0, falling[::-1]))
        )
        thought = "Can the two lines be told apart, by colour or line style?"
        checks.own_names(
            axes,
            {"target 1": (one, ["target 1"]), "target 0": (zero, ["target 0"])},
            thought=thought,
        )
        shades = np.abs(np.subtract(one.look.rgb, zero.look.rgb))
        is_apart = shades.max() > 20 or one.look.style != zero.look.style
        checks.true("the looks of the two lines", is_apart, thought=thought)


# %% hidden="bce_figure" points=1
def hidden_bce_figure() -> None:
    rng = np.random.default_rng(234)
    thought = "Are there two labelled panels side by side?"
    for z in (
        np.linspace(-8.0, 8.0, 161),
        np.linspace(-1000.0, 1000.0, 41),
        np.array([-1000.0, -300.0, -36.0, -0.5, 2.0, 40.0, 800.0]),
        np.array([1.0, 3.0]),
        np.sort(5.0 * rng.normal(size=17)),
    ):
        logits = torch.from_numpy(z)
        with checks.unchanged(logits=logits):
            figure = checks.figure_of(
                bce_figure, logits, n_axes=2, arranged="row", thought=thought
            )
        left, right = checks.panels_of(figure)
        for axes, x in ((left, np.exp(-np.logaddexp(0.0, -z))), (right, z)):
            lines = {
                f"target {target}": checks.curve(
                    f"the line of target {target}",
                    *(axes, x, np.logaddexp(0.0, -z if target else z)),
                    name=f"target {target}",
                    thought="Are both losses right for all logits, under their names?",
                    rtol=1e-6,
                )
                for target in (1, 0)
            }
            checks.own_names(
                axes,
                {name: (line, [name]) for name, line in lines.items()},
                thought="Can the two lines be told apart, by colour or line style?",
            )
            one, zero = (line.look for line in lines.values())
            shades = np.abs(np.subtract(one.rgb, zero.rgb))
            checks.true(
                "the looks of the two lines",
                shades.max() > 20 or one.style != zero.style,
                thought="Can the two lines be told apart, by colour or line style?",
            )
            checks.equal(
                "the scales",
                [axes.get_xscale(), axes.get_yscale()],
                ["linear", "linear"],
                thought="Are both axes linear, so that a loss of 0 has its place?",
            )
            for line in lines.values():
                checks.in_view(
                    "the lines",
                    axes,
                    x=line.x,
                    y=line.y,
                    thought="Do the limits of the axes cut something off?",
                )
        loss, other = ("loss", "entropy", "cost", "bce"), ("probability", "prediction")
        checks.labels(
            left,
            x=("probability", "prediction", "p", "sigmoid"),
            y=loss,
            not_x=("logit", "z"),
            not_y=("logit",),
            thought="Which quantity is along which axis of the left panel?",
        )
        checks.labels(
            right,
            x=("logit", "z"),
            y=loss,
            not_x=other,
            not_y=other,
            thought="Which quantity is along which axis of the right panel?",
        )


# %% tags=["demo"] alt="Two panels of the cross-entropy for logits from -8 to 8. Against the probability both curves shoot up at one end; against the logit each is flat on one side and a straight line of slope 1 on the other."
with checks.demonstration():
    bce_figure(torch.linspace(-8, 8, 161, dtype=torch.float64))
    plt.show()

# %% [markdown]
# What to see: against the probability, the price of being sure and wrong has no limit. Against the logit the same price is a straight line: the
# slope is never steeper than 1, and the curve is convex, since its slope $\sigma(z) - y$ only grows. That is a surface to walk on. An
# agent with two actions learns on this very loss: the negative logarithm of the probability of the action it took, of a logit (Part 5.5).

# %% [markdown]
# ## Outliers: how hard does each pull?
#
# Back to numbers. What moves a prediction is not the loss, but its **slope**. For an error $e$ it is $2e$ for the squared loss, $\pm 1$ for the absolute one and
# $\operatorname{clip}(e, -\kappa, \kappa)$ for Huber's. So an outlier with an error of 50 pulls a hundred times as hard as an error of 0.5 under the
# squared loss, just as hard under the absolute, and under Huber's with $\kappa = 1$ twice as hard.

# %% tags=["demo"] alt="Two panels against the error from -4 to 4, for squared, absolute and Huber's loss. Left, the losses: a parabola, a V with a corner at 0, and Huber's, round at 0 and straight beyond 1. Right, the slopes: a steep line, a step, and a line that is cut off at -1 and 1."


def losses_figure() -> Figure:
    """Draw three losses and their slopes against the error."""
    e = np.linspace(-4, 4, 401)
    clipped = np.clip(e, -1, 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained")
    for name, loss, slope in (
        ("squared", e**2, 2 * e),
        ("absolute", np.abs(e), np.sign(e)),
        ("Huber, threshold 1", clipped * (e - clipped / 2), clipped),
    ):
        left.plot(e, loss, label=name)
        right.plot(e, slope, label=name)
    left.set(xlabel="error $e$", ylabel="loss", ylim=(-0.2, 6))
    right.set(xlabel="error $e$", ylabel="slope of the loss", ylim=(-4, 4))
    left.legend()
    right.legend()
    return figure


losses_figure()
plt.show()

# %% [markdown]
# ## Exercise 5: Huber's loss
#
# *Medium, about 10 minutes.* Return Huber's loss for each error; PyTorch's own (`huber_loss`, `smooth_l1_loss` and their classes) is forbidden. Autograd must be able to go through it: the gradient with respect to the
# errors is the error, clipped to $[-\kappa, \kappa]$, also at 0 and where $|e| = \kappa$. A threshold that is not above 0 is refused with a `ValueError`.
#
# The relative error of a loss must be at most $10^{-4}$ in `float32` and $10^{-9}$ in `float64`. A gradient may be off by at most $10^{-6} \kappa$ in `float32` and $10^{-9} \kappa$ in `float64`.
#
# For errors $(0.5, -3)$ and a threshold of 1 the losses are $(0.125, 2.5)$ and the gradients $(0.5, -1)$.
#
# <details><summary>Hint</summary>
#
# `torch.where` chooses between the two pieces. Or find out what $c\,(e - c/2)$ is, for the clipped error $c$.
#
# </details>


# %% exercise="huber" task=4 forbid="huber_loss HuberLoss smooth_l1_loss SmoothL1Loss"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    """Return Huber's loss of each error.

    Args:
        errors: Any shape (also without entries), float32 or float64, on the CPU; sizes
            from 1e-6 to 1e12, or 0.
        threshold: Where the parabola becomes a straight line, from 1e-3 to 1e3.

    Returns:
        One loss for each error, in the shape and dtype of ``errors``.

    Raises:
        ValueError: The threshold is not above 0.
    """
    # BEGIN SOLUTION
    if threshold <= 0:
        raise ValueError(f"the threshold is {threshold}, expected a number above 0")
    clipped = errors.clamp(-threshold, threshold)
    return clipped * (errors - clipped / 2)
    # END SOLUTION


# %% test="huber" points=1
def test_huber() -> None:
    for error, threshold, loss, slope, thought in (
        (0.5, 1.0, 0.125, 0.5, "Within the threshold: half the square."),
        (-3.0, 1.0, 2.5, -1.0, "Beyond it: the threshold times (3 - 1/2)."),
        (1.0, 1.0, 0.5, 1.0, "At the threshold both pieces meet."),
        (0.0, 1.0, 0.0, 0.0, "No error: no loss, and no pull."),
        (3.0, 2.0, 4.0, 2.0, "2 (3 - 2/2) = 4: does the threshold come in?"),
        (-0.5, 0.25, 0.09375, -0.25, "0.25 (0.5 - 0.125)."),
    ):
        errors = torch.tensor([error], requires_grad=True)
        found = checks.attempt(huber, errors, threshold)
        what = f"the loss of the error {error:g} with the threshold {threshold:g}"
        found = checks.tensor(
            what,
            found,
            shape=(1,),
            dtype=torch.float32,
            thought="One loss for each error: no mean, no sum.",
        )
        checks.close(what, found, [loss], thought=thought)
        [slopes] = checks.attempt(torch.autograd.grad, found.sum(), errors)
        what = f"the gradient at the error {error:g} with the threshold {threshold:g}"
        checks.close(what, slopes, [slope], thought="The error, clipped.")
    for threshold in (0.0, -1.0):
        checks.raises(
            ValueError,
            lambda threshold=threshold: huber(torch.ones(2), threshold),
            thought="Is a threshold refused that is not above 0?",
        )


# %% hidden="huber" points=2
def hidden_huber() -> None:
    def compare(errors: torch.Tensor, threshold: float) -> None:
        leaf = errors.clone().requires_grad_()
        with checks.unchanged(errors=leaf):
            found = checks.attempt(huber, leaf, threshold)
        found = checks.tensor(
            "the losses",
            found,
            shape=errors.shape,
            dtype=errors.dtype,
            thought="Is there one loss for each error, in the dtype of the errors?",
        )
        # Written another way: the full parabola, less what the lines save.
        size = np.abs(errors.double().numpy())
        beyond = np.maximum(size - threshold, 0.0)
        near = np.minimum(size, threshold)
        checks.close(
            "the losses",
            found,
            near**2 / 2 + threshold * beyond,
            thought="Are both pieces right, for any size and any threshold?",
            rtol=1e-4 if errors.dtype == torch.float32 else 1e-9,
            atol=0.0,
        )
        # A loss may be one part of many: its slope counts as often as it does.
        shares = torch.tensor(rng.uniform(0.1, 1, errors.shape)).to(errors.dtype)
        [slopes] = checks.attempt(torch.autograd.grad, (found * shares).sum(), leaf)
        checks.close(
            "the gradient",
            slopes,
            shares.double().numpy() * np.sign(errors.double().numpy()) * near,
            thought="Is the gradient the clipped error, at each error, for any "
            "weighted sum of the losses?",
            rtol=0.0,
            atol=(1e-6 if errors.dtype == torch.float32 else 1e-9) * threshold,
        )

    rng = np.random.default_rng(235)
    for dtype in (torch.float32, torch.float64):
        for threshold in (1.0, 0.25, 3.0, 0.001, 1000.0, 0.7, 2):
            for shape in ((), (1,), (0,), (2, 0), (8,), (4, 3), (2, 3, 4), (6000,)):
                drawn = threshold * 2 * rng.normal(size=shape)
                compare(torch.tensor(drawn).to(dtype), threshold)
            edges = [0.0, 1e-6, 0.5 * threshold, 2 * threshold, 1e3, 1e6, 1e12]
            both = torch.tensor([*edges, *(-edge for edge in edges)]).to(dtype)
            compare(both, threshold)
        for threshold in (1.0, 0.25, 4.0):  # exactly at the threshold
            compare(torch.tensor([threshold, -threshold], dtype=dtype), threshold)
    table = torch.tensor([[1.0, -2.0, 0.3], [40.0, 0.5, -0.9]])
    compare(table.T, 1.0)
    for threshold in (1.0, 0.5, 1.0):  # the same errors
        compare(table, threshold)
    leaf = table.clone().requires_grad_()
    first = checks.attempt(huber, leaf, 1.0)
    for later in ((leaf, 0.25), (-table, 1.0)):  # before the way back
        checks.attempt(huber, *later)
    [slopes] = checks.attempt(torch.autograd.grad, first.sum(), leaf)
    checks.close(
        "the gradient",
        slopes,
        table.clamp(-1, 1),
        thought="Does each loss keep its own gradient, whatever is called later?",
        atol=1e-6,
    )
    thought = "Does the result share memory with an argument, or with a former result?"
    checks.true(
        "a tensor of its own",
        checks.returns_new_tensors(huber, table, 1.0),
        thought=thought,
    )
    checks.true(
        "functions that are called plainly",
        {"getattr", "vars", "eval", "exec", "__dict__"}.isdisjoint(
            checks.names_in(huber)
        ),
        thought="Is it your own formula, with no function fetched by name?",
    )
    for threshold in (0.0, -0.0, -1e-12, -1.0, -1000.0, 0, -3):
        for errors in (table, torch.zeros(0)):
            checks.raises(
                ValueError,
                lambda errors=errors, threshold=threshold: huber(errors, threshold),
                thought="Is every threshold refused that is not above 0?",
            )


# %% [markdown]
# ## Exercise 6: what two losses want
#
# *Easy, about 5 minutes.* One number $c$ must predict all targets. Return a tuple of three plain numbers (of Python or NumPy, no tensors): the $c$ with the smallest MSE, and the smallest and
# the largest $c$ with the smallest MAE (Lemmas 1 and 2; for an odd number of targets the latter two are equal).
#
# For the targets $(7, 1, 2, 4)$ the mean is 3.5, and every $c$ from 2 to 4 has the smallest MAE, so the result is `(3.5, 2.0, 4.0)`.
#
# <details><summary>Hint</summary>
#
# Sort. The middle positions of $n$ sorted numbers are $(n - 1) // 2$ and $n // 2$. (`torch.median` knows only one of the two.)
#
# </details>


# %% exercise="best_constants" task=4
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    """Return the constants with the smallest squared and absolute errors.

    Args:
        targets: At least one number, in any order, shape ``[n]``, float64, on the
            CPU; finite, sizes up to 1e9.

    Returns:
        The minimiser of the MSE, and the smallest and the largest minimiser of the MAE:
        plain numbers.
    """
    # BEGIN SOLUTION
    ordered = targets.sort().values.tolist()
    n = len(ordered)
    return targets.mean().item(), ordered[(n - 1) // 2], ordered[n // 2]
    # END SOLUTION


# %% test="best_constants" points=1
def test_best_constants() -> None:
    for numbers, expected, thought in (
        ([7.0, 1.0, 2.0, 4.0], (3.5, 2.0, 4.0), "Sorted: 1, 2, 4, 7. Two are central."),
        ([5.0, -1.0, 2.0], (2.0, 2.0, 2.0), "Sorted: -1, 2, 5. One is central."),
        ([3.0], (3.0, 3.0, 3.0), "One target: it wins everything."),
        ([10.0, 10.0, 10.0, -70.0], (-10.0, 10.0, 10.0), "The outlier moves one only."),
    ):
        targets = torch.tensor(numbers, dtype=torch.float64)
        with checks.unchanged(targets=targets):
            found = checks.attempt(best_constants, targets)
        plain = "Three plain numbers: `.item()` makes one of a tensor."
        found = checks.instance("the result", found, tuple, thought=plain)
        for number in found:
            checks.number("each of the three", number, thought=plain)
        what = f"the best constants for {numbers}"
        checks.close(what, found, expected, thought=thought)


# %% hidden="best_constants" points=1
def hidden_best_constants() -> None:
    rng = np.random.default_rng(236)
    cases = [rng.normal(size=n) for n in (1, 2, 3, 4, 5, 8, 31, 100, 10_001)]
    cases += [np.round(2 * rng.normal(size=n)) for n in (2, 4, 6, 7, 20)]  # ties
    cases += [scale * rng.normal(size=6) for scale in (1e-9, 1e9)]
    cases += [np.array([5.0, 4.0, 3.0, 2.0]), np.array([-1.0, 1e9]), np.zeros(4)]
    cases += [np.array([0.1, 16_777_217.0, 16_777_219.0, 3e8])]
    for numbers in cases:
        targets = torch.from_numpy(numbers)
        with checks.unchanged(targets=targets):
            found = checks.attempt(best_constants, targets)
        thought = "Are they three plain numbers?"
        found = checks.instance("the result", found, tuple, thought=thought)
        checks.equal("how many", len(found), 3, thought=thought)
        for number in found:
            checks.number("each of the three", number, thought=thought)
        # Written another way: quantiles that take the lower and the upper neighbour.
        middle = [
            float(np.quantile(numbers, 0.5, method=side))
            for side in ("lower", "higher")
        ]
        checks.close(
            "the best constants",
            found,
            [float(np.sum(numbers) / len(numbers)), *middle],
            thought="The mean, and the middle of the sorted targets, both ends of it?",
            rtol=1e-9,
            atol=1e-12 * float(np.abs(numbers).max(initial=0.0)),
        )


# %% [markdown]
# Now one of seven targets becomes an outlier: move it. The dots are the targets; the lines are what each loss wants, Huber's with a threshold of 1. **Predict** how far each line will
# move when the outlier goes from 3 to 12.


# %% tags=["demo"] alt="Seven targets on a line, six between 1 and 3 and an outlier at 12. The mean is drawn at 3.36, outside of the six; the median at 2 and Huber's constant at 2.1 are among them. Below, the three costs above their smallest values, against the constant: each touches 0 at its own line."
def huber_constant(targets: torch.Tensor, threshold: float) -> float:
    """Return a constant with the smallest Huber cost, by bisection on its slope.

    Args:
        targets: At least one number, shape ``[n]``, float64.
        threshold: Huber's threshold, above 0.
    """
    low, high = targets.min().item(), targets.max().item()
    for _ in range(100):
        middle = (low + high) / 2
        slope = (middle - targets).clamp(-threshold, threshold).sum()
        low, high = (middle, high) if slope < 0 else (low, middle)
    return (low + high) / 2


near_targets = torch.tensor([1.0, 1.5, 1.75, 2.0, 2.5, 2.75], dtype=torch.float64)


def with_outlier(outlier: float) -> torch.Tensor:
    """Return the six targets and a seventh, shape ``[7]``, float64."""
    return torch.cat([near_targets, torch.tensor([outlier], dtype=torch.float64)])


def outlier_figure(outlier: float) -> Figure:
    """Draw targets with an outlier, the best constants, and the costs."""
    targets = with_outlier(outlier)
    mean, median, _ = best_constants(targets)
    constants = np.linspace(0, 12.5, 251)
    errors = constants[:, None] - targets.numpy()
    clipped = np.clip(errors, -1, 1)
    figure, (top, bottom) = plt.subplots(
        *(2, 1),
        figsize=(8, 4.4),
        height_ratios=(1, 2),
        sharex=True,
        layout="constrained",
    )
    top.plot(targets, np.zeros(7), "o", color="grey", label="targets")
    colours = plots.colours_of(("squared", "absolute", "Huber"))
    for name, best, losses in (
        ("squared", mean, errors**2),
        ("absolute", median, np.abs(errors)),
        ("Huber", huber_constant(targets, 1.0), clipped * (errors - clipped / 2)),
    ):
        look = plots.look_of(colours[name])
        top.axvline(best, **look)
        costs = losses.mean(axis=1)
        label = f"{name}: smallest at {best:.2f}"
        bottom.plot(constants, costs - costs.min(), label=label, **look)
    top.set(yticks=[], ylabel="targets")
    bottom.set(xlabel="constant $c$", ylabel="cost above smallest", ylim=(-0.2, 5))
    bottom.legend(loc="lower right")
    return figure


with checks.demonstration():
    controls.interactive_figure(
        outlier_figure, outlier=controls.slider(0.0, 12.0, 0.5, 12.0, "the outlier")
    )

# %% tags=["demo", "nbval-check-output"]


def show_outlier(outlier: float) -> tuple[float, float, float]:
    """Print and return the best constants; hold each against a fine grid."""
    targets = with_outlier(outlier)
    mean, median, _ = best_constants(targets)
    best = huber_constant(targets, 1.0)
    grid = torch.linspace(-1, 31, 3201, dtype=torch.float64)

    def is_best(constant: float, loss: str) -> bool:
        errors = torch.cat([grid, torch.tensor([constant])])[:, None] - targets
        costs = {
            "squared": errors.square(),
            "absolute": errors.abs(),
            "Huber": huber(errors, 1.0),
        }[loss].mean(dim=1)
        return bool(costs[-1] <= costs.min() + 1e-12)

    assert is_best(mean, "squared")
    assert is_best(median, "absolute")
    assert is_best(best, "Huber")
    furthest = (targets - mean).abs().max().item()
    assert abs(huber_constant(targets, furthest) - mean) < 1e-9  # Lemma 3
    assert abs(huber_constant(targets, 1e-9) - median) < 1e-8
    names = f"mean {mean:.3f}, median {median:.3f}, Huber {best:.3f}"
    print(f"outlier {outlier:4g}: {names}")
    return mean, median, best


with checks.demonstration():
    pulled = [show_outlier(outlier) for outlier in (3.0, 6.0, 30.0, 3000.0)]
    assert abs((pulled[2][0] - pulled[0][0]) - 27 / 7) < 1e-9
    assert pulled[0][1] == pulled[3][1]
    assert abs(pulled[3][2] - pulled[1][2]) < 1e-9

# %% [markdown]
# What to see, up to an outlier of 3,000: the mean goes along with the outlier, by a seventh of its way, however far it goes. The median does not move at all, and Huber's
# constant stops moving as soon as the outlier's error is beyond the threshold: from then on it pulls with a strength of 1, and no more. The cell
# asserts that each constant is the best on a grid of 3,201; that Huber's is the mean where the threshold is large enough for Lemma 3, and the median
# where it is tiny.

# %% [markdown]
# ## The gamble, and DQN
#
# Then the robust loss is the better one? Remember the gamble: 10 with a probability of 0.9, and $-100$ with 0.1. Its value in the sense of
# reinforcement learning is the **expected** return: $0.9 \cdot 10 - 0.1 \cdot 100 = -1$. Do not play. Here the outlier is no mistake of
# measurement. It is the point.
#
# A value estimate moves by its error, $V \leftarrow V + \alpha (R - V)$, which is gradient descent on the squared error (Part 2.1). With Huber's loss
# and a threshold of 1 it moves by the clipped error. It comes to rest where the expected pull is zero; with $V$ within 1 of 10:
#
# $$0.9\,(10 - V) - 0.1 \cdot 1 = 0 \quad\Longrightarrow\quad V = 10 - \tfrac19 = 9.889 .$$
#
# And the median is 10. There are the three answers from the start. Let 500 agents learn, side by side:


# %% tags=["demo"] alt="Mean estimate of 500 agents over 4,000 rewards of the gamble. With the squared error it settles around the true value -1, with the clipped error of Huber's loss it climbs to 9.9 and stays there."
def learn_gamble(
    threshold: float, n_agents: int, n_steps: int, generator: torch.Generator
) -> torch.Tensor:
    """Let agents estimate the gamble's value with clipped errors and a rate of 0.01.

    Args:
        threshold: Where the error is clipped: Huber's threshold; ``inf`` for the
            squared loss.
        n_agents: Number of agents, all of which begin at 0.
        n_steps: Number of rewards for each agent.
        generator: Draws the rewards.

    Returns:
        The mean estimate over the agents after each step, shape ``[n_steps]``.
    """
    value = torch.zeros(n_agents, dtype=torch.float64)
    means: list[torch.Tensor] = []
    for _ in range(n_steps):
        is_lost = torch.rand(n_agents, generator=generator) < 0.1
        reward = torch.where(is_lost, -100.0, 10.0)
        value = value + 0.01 * (reward - value).clamp(-threshold, threshold)
        means.append(value.mean())
    return torch.stack(means)


def gamble_figure(curves: dict[str, torch.Tensor]) -> Figure:
    """Draw mean estimates over the steps, and what each is expected to reach."""
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for name, means in curves.items():
        axes.plot(means, label=name)
    axes.axhline(-1.0, color="grey", linewidth=1, label="expected return: -1")
    axes.axhline(10 - 1 / 9, color="black", linestyle=":", label="10 - 1/9")
    axes.set(xlabel="reward number", ylabel="mean estimate of 500 agents")
    axes.legend(loc="center right")
    return figure


gamble_generator = torch.Generator().manual_seed(5)
gamble_curves = {
    name: learn_gamble(threshold, 500, 4000, gamble_generator)
    for name, threshold in (("squared loss", float("inf")), ("Huber, threshold 1", 1.0))
}
gamble_figure(gamble_curves)
plt.show()
for curve_name, curve_means in gamble_curves.items():
    print(f"{curve_name}: mean of the last fifth {curve_means[-800:].mean():.2f}")
assert abs(gamble_curves["squared loss"][-800:].mean() + 1) < 0.5
assert abs(gamble_curves["Huber, threshold 1"][-800:].mean() - (10 - 1 / 9)) < 0.05

# %% [markdown]
# The agent with the robust loss would play this gamble for ever, and lose one unit a game. And yet DQN was trained this way: Mnih and others
# clip the TD error, that is, the error of $R + \gamma \max_a Q(S', a)$ as a target for $Q(S, A)$, to $[-1, 1]$, which is Huber's loss with $\kappa = 1$. Three things speak for it:
#
# - Its targets are themselves made by a network, and can be wildly wrong while it learns. A clipped slope bounds how hard one such target can pull.
# - Where the same state and action always bring the same target, there is nothing to average: mean, median and all in between are one
#   number, and every loss wants the same. Atari games are close to that: the emulator itself rolls no dice.
# - DQN clips rewards to $[-1, 1]$ as well, so that no reward is a hundred times as large as another.
#
# The price is the bias that you just saw. Where rewards are large, skewed and random, a clipped error values them wrongly, however long
# one trains. Part 5.2 uses Huber's loss, Part 5.3 looks at what it does to stability.

# %% [markdown]
# ## Summary and outlook
#
# - **MSE** wants the mean, and its gradient is $2e/n$. Shapes that differ are broadcast in silence or with a mere warning: check them.
# - **The cost surface of a linear model** is exactly a quadratic valley. Its level lines are ellipses along the eigenvectors of $X^\top X$, with half-lengths
#   $\sqrt{h / \lambda}$, as asserted at 500 points for each of three means. Shifting the features away from mean 0 makes it narrow; normalising makes it round.
# - **Cross-entropy** belongs to logits: $\max(z, 0) - zy + \log(1 + e^{-|z|})$, with the slope $\sigma(z) - y$. At $z = -1000$ and target 1 the plain
#   formula said infinity, the patched one 18.4 with a slope of 0; the true numbers are 1000 and $-1$.
# - **Outliers**: a seventh target that went from 3 to 30 moved the mean by $27/7$, the median by nothing, and Huber's constant only until its error reached the threshold.
# - **The gamble**: under the squared loss 500 agents settled near $-1$, the expected return; under Huber's near 9.889. Robust is not the same as right.
#
# **Where it leads**: Part 2.4 fits the line, by calculation and by descent; Part 2.6 trains on the cross-entropy, and Part 2.7 extends it to many classes.
#
# **Further reading**: Goodfellow and others, section 6.2, on why the loss and the last layer belong together; Huber (1964), whose first pages are
# readable and wise.
