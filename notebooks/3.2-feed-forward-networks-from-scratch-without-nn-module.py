# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.2: Feed-forward networks from scratch, without nn.Module"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A room has two doors, in opposite corners. A mouse runs about in it at random, and outside there is cheese. How good is it to be in this cell, or in that
# one? Near a door it is good, and in the two other corners it is bad. Draw that as a landscape: high, low, high, low, around the four corners. **No plane
# has that shape**, and so no agent that adds up its features, each times a weight, can know where the doors are.
#
# It is the same shape that defeated the perceptron in Part 3.1: XOR. The remedy is old, and it drives every deep agent of today. Put
# a layer of units in front, and let each of them **bend**: what it returns is no straight line over what it was given, but a curve. In this part you build such a network with nothing but tensors and matrix products: no `nn.Module`, no
# optimiser, and in the end not even autograd. You will know every number in it, and the mouse will find its doors.
#
# **After this part you can**
#
# - build a two-layer network from four tensors, and say why its weights must not all start at zero;
# - run a whole batch through it, and compute its loss;
# - compute all its gradients for a batch with a handful of matrix products, equal to autograd's to ten digits;
# - train it, read its loss curve, and let it learn the values of a small world.
#
# **Builds on** Part 1.6 (matrix products), Part 2.1 (gradient descent), Part 2.2 (autograd), Part 2.3 (the mean squared error) and Part 3.1 (XOR).
#
# **Time** about 35 minutes to read, 55 to work.
#
# **Sources** Rumelhart, Hinton and Williams, *Learning Representations by Back-propagating Errors* (1986); Goodfellow, Bengio and Courville, *Deep
# Learning* (2016), sections 6.1 (XOR) and 6.5 (back-propagation); LeCun, Bottou, Orr and Müller, *Efficient BackProp* (1998), for how
# to begin; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 9.7 (networks as value functions).

# %%
import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.figures import controls, plots
from torch import Tensor

device = devices.choose()
plots.use_style()
torch.set_num_threads(1)  # small networks: more threads would only wait for each other

# %% [markdown]
# Everything here is in `float64` on the CPU, so that "equal" can mean equal to many digits. The networks are so small that no other device would be faster.
#
# ## The mathematics
#
# **The network.** A batch $X$ holds one example in each row. It passes a layer of weights, an activation, and another layer of weights:
#
# $$Z = X W_1 + b_1, \qquad H = \tanh Z, \qquad \hat Y = H W_2 + b_2 .$$
#
# The hyperbolic tangent $\tanh z = (e^z - e^{-z}) / (e^z + e^{-z})$ is applied to each entry. It is a smooth step from $-1$ to $1$. Each column
# of $H$ is a **hidden unit**: a perceptron whose hard step has been rounded off, so that it has a slope. A bias is a row that is added
# to every row. The loss is the mean squared error of Part 2.3, over all $n \times m$ entries of a batch with $n$ examples and $m$ outputs:
#
# $$J = \frac1{n m} \sum_{i,k} (\hat Y_{ik} - Y_{ik})^2 .$$
#
# **What is the bend good for?** Without the tanh, $\hat Y = (X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2)$: two layers are one layer, with the
# product of the matrices as its weights. And one layer is not enough:
#
# **Lemma 1** (XOR, from a line to two units). Let the targets at $(0,0), (0,1), (1,0), (1,1)$ be $0, 1, 1, 0$.
#
# 1. Without a hidden layer, $J \ge \tfrac14$. The best that it can do is to answer $\tfrac12$ everywhere.
# 2. With **one** hidden unit, $J \ge \tfrac16$.
# 3. With **two** hidden units, $J = 0$ is possible.
#
# *Proof.* Let $f$ be the predictions and $e$ the errors, $e_{01} = f_{01} - 1$ for example.
#
# 1. A linear $f$ has $f_{00} - f_{01} - f_{10} + f_{11} = 0$. So $e_{00} - e_{01} - e_{10} + e_{11} = 2$. By Cauchy and Schwarz (Part 1.7),
#    $2^2 \le 4 \sum e^2$, and $J = \tfrac14 \sum e^2 \ge \tfrac14$. With $f = \tfrac12$ it is $\tfrac14$.
# 2. With one unit, $f$ depends on $z = w_1 x_1 + w_2 x_2 + b$ alone, and only grows with it, or only falls. Since $z_{00} + z_{11} = z_{01} + z_{10}$, the
#    largest and the smallest of the four $z$ are in one of these pairs, both in the same, and the other pair lies between. So some corner $p$ of the outer pair has an $f$ at least
#    as large as both inner ones, and another one, $q$, an $f$ at most as large. If the outer targets are 0, take $p$: $e_p \ge e_i + 1$ for both
#    inner corners $i$, so $2 e_p - e_i - e_{i'} \ge 2$. If they are 1, take $q$, and the same holds with all signs changed. Cauchy and Schwarz:
#    $2^2 \le (2^2 + 1 + 1)\,(e_p^2 + e_i^2 + e_{i'}^2)$, so $\sum e^2 \ge \tfrac23$ and $J \ge \tfrac16$.
# 3. Let $s = x_1 + x_2$, and take the units $\tanh a (s - \tfrac12)$ and $\tanh a (s - \tfrac32)$ with any $a > 0$. With $t_1 = \tanh \tfrac{a}2$ and
#    $t_3 = \tanh \tfrac{3a}2$, the first minus the second is $d = t_3 - t_1$ at $s = 0$ and at $s = 2$, and $2 t_1$ at $s = 1$. These differ, since
#    $t_3 < 3 t_1$ (for positive numbers tanh bends down). So $\hat y = (\text{first} - \text{second} - d) / (2 t_1 - d)$ is $0, 1, 1, 0$. $\blacksquare$
#
# **Backwards.** To train, we need the gradient of $J$ with respect to $W_1, b_1, W_2, b_2$: one number for each entry. Write $G_A$ for the gradient with respect to a matrix $A$. It has the
# shape of $A$, and $(G_A)_{ij} = \partial J / \partial A_{ij}$.
#
# **Lemma 2** (a layer, backwards). Let $B = A W + b$, and let $J$ depend on $A$, $W$ and $b$ only through $B$. Then
#
# $$G_W = A^\top G_B, \qquad G_b = \text{the sum of the rows of } G_B, \qquad G_A = G_B W^\top .$$
#
# *Proof.* $B_{ik} = \sum_j A_{ij} W_{jk} + b_k$. The weight $W_{jk}$ enters $B_{ik}$ with the factor $A_{ij}$, in every row $i$. By the chain rule
# $\partial J / \partial W_{jk} = \sum_i (G_B)_{ik} A_{ij} = (A^\top G_B)_{jk}$. The bias $b_k$ enters every $B_{ik}$ with the factor 1. And
# $A_{ij}$ enters $B_{ik}$ with the factor $W_{jk}$ for each $k$, so $\partial J / \partial A_{ij} = \sum_k (G_B)_{ik} W_{jk} = (G_B W^\top)_{ij}$. $\blacksquare$
#
# Two more links of the chain are missing. The loss: $G_{\hat Y} = \frac{2}{n m} (\hat Y - Y)$. The activation: the quotient rule gives
# $\tanh' z = 1 - \tanh^2 z$, so $G_Z = G_H \odot (1 - H \odot H)$, where $\odot$ multiplies entry by entry. Now go from the loss to the first
# layer. Lemma 2 is used twice, and each layer costs two matrix products:
#
# $$G_{W_2} = H^\top G_{\hat Y}, \qquad G_H = G_{\hat Y} W_2^\top, \qquad G_{W_1} = X^\top G_Z, \qquad G_X = G_Z W_1^\top .$$
#
# These are the **four matrix products** of the backward pass. The last one is for what lies before the input. Training needs it where that is another
# network: an actor, say, whose action goes into a critic. Here we leave it out.
#
# **Where to begin.** Why not at zero?
#
# **Lemma 3** (twins). If two hidden units have the same weights into them, the same bias, and the same weights out of them, then gradient
# descent never tells them apart.
#
# *Proof.* Call them $j$ and $k$. Columns $j$ and $k$ of $Z$ are equal, so those of $H$ are, so rows $j$ and $k$ of $G_{W_2} = H^\top G_{\hat Y}$ are. Since rows $j$ and $k$ of
# $W_2$ are equal, columns $j$ and $k$ of $G_H = G_{\hat Y} W_2^\top$ are, and of $G_Z$, of $G_{W_1}$ and of $G_{b_1}$. All four parameters get equal steps, and are
# equal again. $\blacksquare$
#
# Twins are one unit whose weights out are twice as large. A network whose hidden units all start equal, at zero for example, remains a network of **one** unit
# forever, however many it has, and on XOR its loss never falls below $\tfrac16$. So weights start at random, and small: in a row of units that
# all saturate ($|h|$ near 1), the slopes $1 - h^2$ vanish, and with them the gradients. Draw each weight uniformly between $-1/\sqrt{n}$ and $1/\sqrt{n}$, where $n$ is the number of
# units that it comes from; then $z$ is of the size of 1 or smaller, whatever $n$ is, for inputs of that size. Biases may start at zero.
#
# In pseudocode:
#
# ```text
# Train a two-layer network by gradient descent
#  1  draw W1 uniformly between ±1/√n_in, W2 between ±1/√n_hidden; b1, b2 ← 0
#  2  repeat for each step:
#  3      H ← tanh(X W1 + b1)                      forward
#  4      Ŷ ← H W2 + b2
#  5      J ← the mean of (Ŷ - Y)², over all entries
#  6      G2 ← 2 (Ŷ - Y) / (n m)                   backward
#  7      gradient of W2 ← Hᵀ G2,  of b2 ← the sum of the rows of G2
#  8      G1 ← (G2 W2ᵀ) ⊙ (1 - H ⊙ H)              with the W2 of the forward pass
#  9      gradient of W1 ← Xᵀ G1,  of b1 ← the sum of the rows of G1
# 10      subtract the rate times its gradient from each parameter
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $X$ | a batch of examples, one a row | `inputs` | `[batch, n_in]` | `float64` |
# | $Y$, $\hat Y$ | targets, predictions | `targets`, `predictions` | `[batch, n_out]` | `float64` |
# | $W_1$, $b_1$ | weights and biases into the hidden layer | `w1`, `b1` | `[n_in, n_hidden]`, `[n_hidden]` | `float64` |
# | $W_2$, $b_2$ | weights and biases into the outputs | `w2`, `b2` | `[n_hidden, n_out]`, `[n_out]` | `float64` |
# | $H$ | hidden units | `hidden` | `[batch, n_hidden]` | `float64` |
# | $J$ | loss | `loss` | `[]` | `float64` |
# | $G_B$ | gradient with respect to what a layer returns | `upstream` | shape of it | `float64` |
#
# The convention is that of Part 1.6: examples are rows, a layer is `x @ w`, and `w` has the shape `[from, to]`. (`torch.nn.Linear` stores the
# transpose. Part 3.3 meets it.)


# %%
class Parameters(NamedTuple):
    """Weights and biases of a two-layer network, or a gradient: one number for each."""

    w1: Tensor
    """Shape ``[n_in, n_hidden]``."""
    b1: Tensor
    """Shape ``[n_hidden]``."""
    w2: Tensor
    """Shape ``[n_hidden, n_out]``."""
    b2: Tensor
    """Shape ``[n_out]``."""


class Pass(NamedTuple):
    """What a forward pass finds."""

    hidden: Tensor
    """Hidden units, after tanh, shape ``[batch, n_hidden]``."""
    predictions: Tensor
    """Shape ``[batch, n_out]``."""
    loss: Tensor
    """Mean squared error over all entries, shape ``[]``."""


XOR_INPUTS = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
XOR_TARGETS = torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)

# %% [markdown]
# ## Two units, set by hand
#
# The third point of Lemma 1, as a picture. **Predict:** one unit steps up between $s = 0$ and $s = 1$, the other between 1 and 2. What is left when you
# subtract the second from the first? Then move the sharpness $a$: at which values is the prediction exactly right at the three dots?


# %% tags=["demo"] alt="Over s = x1 + x2 from -0.5 to 2.5: two smooth steps from -1 to 1, at 0.5 and at 1.5, and the prediction, a bump that passes through the three dots of XOR: 0 at s = 0, 1 at s = 1, 0 at s = 2."
def xor_by_hand(a: float) -> Parameters:
    """Return the two units of Lemma 1, of sharpness ``a`` above 0."""
    t1, t3 = np.tanh(a / 2), np.tanh(3 * a / 2)
    c = float(1 / (3 * t1 - t3))
    return Parameters(
        w1=torch.full((2, 2), a, dtype=torch.float64),
        b1=torch.tensor([-a / 2, -3 * a / 2], dtype=torch.float64),
        w2=torch.tensor([[c], [-c]], dtype=torch.float64),
        b2=torch.tensor([-c * (t3 - t1)], dtype=torch.float64),
    )


def bump_figure(a: float) -> Figure:
    """Draw the two units set by hand, and what they predict, over x1 + x2."""
    one = xor_by_hand(a)
    s = np.linspace(-0.5, 2.5, 301)
    first, second = np.tanh(a * (s - 0.5)), np.tanh(a * (s - 1.5))
    figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
    colours = plots.colours_of(("first unit", "second unit", "prediction"))
    bump = one.w2[0, 0].item() * (first - second) + one.b2.item()
    for (name, colour), y in zip(colours.items(), (first, second, bump), strict=True):
        axes.plot(s, y, label=name, **plots.look_of(colour))
    axes.plot([0, 1, 2], [0, 1, 0], "o", color="grey", markersize=9, label="XOR")
    axes.set(xlabel="$s = x_1 + x_2$", ylabel="value", title=f"sharpness a = {a:g}")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


controls.interactive_figure(
    bump_figure, a=controls.slider(0.25, 8.0, 0.25, 3.0, "sharpness a")
)

# %% tags=["demo", "nbval-check-output"]


def show_ladder() -> None:
    """Try Lemma 1 on many lines, many single units, and the two units."""
    draws = torch.Generator().manual_seed(321)

    def uniform(*shape: int) -> Tensor:
        drawn = torch.rand(shape, generator=draws, dtype=torch.float64)
        return 16 * drawn - 8

    # The best line, or the best use of one unit, by least squares over its outputs.
    z = XOR_INPUTS @ uniform(20_000, 2, 1) + uniform(20_000, 1, 1)  # [20000, 4, 1]
    ones = torch.ones(4, 1, dtype=torch.float64)
    line = torch.cat([XOR_INPUTS, ones], dim=1)
    flat = line @ torch.linalg.lstsq(line, XOR_TARGETS).solution
    assert torch.allclose(flat, 0.5 * ones)
    best_line = (flat - XOR_TARGETS).square().mean().item()
    h = torch.tanh(z)[..., 0]  # [20000, 4]
    h = h - h.mean(dim=1, keepdim=True)
    y = XOR_TARGETS[:, 0]
    # With a bias, one unit takes its squared correlation off the variance 1/4.
    gains = (h @ (y - 0.5)).square() / (h.square().sum(dim=1) + 1e-300)
    best_unit = (0.25 - gains / 4).min().item()
    print(f"best line: loss {best_line:.4f}")
    print(f"best of 20,000 single units: loss {best_unit:.3f} (1/6 is {1 / 6:.3f})")
    assert 1 / 6 - 1e-9 <= best_unit < 1 / 6 + 0.01
    assert abs(best_line - 0.25) < 1e-12
    for a in (0.25, 1.0, 3.0, 8.0):
        p = xor_by_hand(a)
        found = torch.tanh(XOR_INPUTS @ p.w1 + p.b1) @ p.w2 + p.b2
        assert (found - XOR_TARGETS).abs().max() < 1e-10
    print("two units: right at all four corners, for a = 0.25, 1, 3 and 8")


show_ladder()

# %% [markdown]
# What to see: the difference of two steps is a bump, and a bump is XOR. It is exact for **every** sharpness, also for soft steps. A ladder of
# losses: $\tfrac14$ for a line, $\tfrac16$ for one unit, $0$ for two. Remember the numbers: you will meet them in a loss curve.
#
# ## Exercise 1: the parameters at the start
#
# *Easy, about 5 minutes.* Return the `Parameters` of a network that has learned nothing yet:
#
# - each entry of `w1` is drawn uniformly between $-1/\sqrt{n_\text{in}}$ and $1/\sqrt{n_\text{in}}$, each of `w2` between $-1/\sqrt{n_\text{hidden}}$ and $1/\sqrt{n_\text{hidden}}$,
#   all independently, with randomness from `generator` alone, and without `torch.nn`;
# - the biases are zeros; everything is `float64`, and nothing requires a gradient;
# - all four are **new tensors**. Here and below this means: no two of them share memory, and none does with an argument or with the result of an earlier call.
#
# For 4 inputs and 100 hidden units, the entries of `w1` lie between $-0.5$ and $0.5$, those of `w2` between $-0.1$ and $0.1$.
#
# <details><summary>Hint</summary>
#
# `torch.rand(2, 3, generator=generator, dtype=torch.float64)` draws from 0 to 1. Stretch it to a width of 2 and shift it, then scale.
#
# </details>


# %% exercise="start" task=1 forbid="torch.nn"
def start(
    n_in: int, n_hidden: int, n_out: int, generator: torch.Generator
) -> Parameters:
    """Return fresh parameters of a two-layer network, as [from, to].

    Args:
        n_in: Number of inputs, at least 1.
        n_hidden: Number of hidden units, at least 1.
        n_out: Number of outputs, at least 1.
        generator: Draws the weights, on the CPU.
    """
    # BEGIN SOLUTION
    layers: list[Tensor] = []
    for n_from, n_to in ((n_in, n_hidden), (n_hidden, n_out)):
        drawn = torch.rand(n_from, n_to, generator=generator, dtype=torch.float64)
        layers += [
            (2 * drawn - 1) / n_from**0.5,
            torch.zeros(n_to, dtype=torch.float64),
        ]
    return Parameters(*layers)
    # END SOLUTION


# %% test="start" points=1
def test_start() -> None:
    generator = torch.Generator().manual_seed(1)
    sizes = 4, 100, 3
    found = checks.attempt(start, *sizes, generator)
    thought = "Return Parameters(w1=..., b1=..., w2=..., b2=...)."
    parameters = checks.instance("the result", found, Parameters, thought=thought)
    shapes = {"w1": (4, 100), "b1": (100,), "w2": (100, 3), "b2": (3,)}
    for name, shape in shapes.items():
        checks.tensor(
            name,
            getattr(parameters, name),
            shape=shape,
            dtype=torch.float64,
            thought="Weights are [from, to], biases [to], and all is float64.",
        )
        checks.true(
            f"{name} requires no gradient",
            not getattr(parameters, name).requires_grad,
            thought="These are plain numbers: nothing is trained yet.",
        )
    for name, bound in (("w1", 0.5), ("w2", 0.1)):
        numbers = checks.to_array(getattr(parameters, name))
        checks.true(
            f"the entries of {name}",
            bool(np.abs(numbers).max() <= bound),
            thought=f"None is beyond {bound}: by how many units is it divided?",
        )
        checks.true(
            f"the entries of {name}",
            bool(numbers.max() > 0.8 * bound and numbers.min() < -0.8 * bound),
            thought=f"They fill all from {-bound} to {bound}, on both sides of zero.",
        )
    for name in ("b1", "b2"):
        numbers = checks.to_array(getattr(parameters, name))
        checks.equal(
            name, numbers.tolist(), [0] * len(numbers), thought="Biases start at 0."
        )
    checks.draws_only_from_its_generator(
        lambda fresh: [*checks.attempt(start, 2, 3, 1, fresh)],
        kind="torch",
        thought="Pass generator=generator to each draw.",
    )


# %% hidden="start" points=1
def hidden_start() -> None:
    generator = torch.Generator().manual_seed(322)
    for n_in, n_hidden, n_out in (
        (1, 1, 1),
        (1, 400, 1),
        (3, 2, 5),
        (50, 50, 50),
        (2, 900, 4),
        (900, 7, 300),
        (1, 1, 2000),
    ):
        found = checks.attempt(start, n_in, n_hidden, n_out, generator)
        thought = "Is it a Parameters of float64 tensors, all shapes [from, to]?"
        found = checks.instance("the result", found, Parameters, thought=thought)
        kind, drawn = torch.float64, []
        for name, shape in (
            ("w1", (n_in, n_hidden)),
            ("b1", (n_hidden,)),
            ("w2", (n_hidden, n_out)),
            ("b2", (n_out,)),
        ):
            one = checks.tensor(
                name, getattr(found, name), shape=shape, dtype=kind, thought=thought
            )
            checks.true(
                "no gradients",
                not one.requires_grad,
                thought="Does no tensor require a gradient?",
            )
            numbers = checks.to_array(one).ravel()
            if name.startswith("b"):
                checks.true(
                    "the biases",
                    not numbers.any(),
                    thought="Do all biases start at zero?",
                )
                continue
            # Scaled to [0, 1], where a uniform number's share below q is q.
            scaled = 0.5 + 0.5 * numbers * np.sqrt(shape[0])
            thought = "Is each weight uniform, between the bounds of its own layer?"
            checks.true(
                "the range",
                bool(scaled.min() >= -1e-9 and scaled.max() <= 1 + 1e-9),
                thought=thought,
            )
            n = len(numbers)
            for q in (0.1, 0.25, 0.5, 0.75, 0.9):
                share, room = float((scaled < q).mean()), 5 * np.sqrt(q * (1 - q) / n)
                checks.true("the spread", abs(share - q) <= room, thought=thought)
            drawn += np.abs(2 * scaled - 1).round(12).tolist()
        checks.true(
            "the draws",
            len(set(drawn)) >= 0.97 * len(drawn),
            thought="Is each weight of both layers a draw of its own?",
        )
    square = checks.attempt(start, 40, 40, 40, generator)
    again = checks.attempt(start, 40, 40, 40, generator)
    drawn = [checks.to_array(one).ravel() for one in (square.w1, square.w2, again.w1)]
    drawn.append(checks.to_array(square.w1).T.ravel())
    for k, one in enumerate(drawn):
        for other in drawn[:k]:
            checks.true(
                "the two layers, and a second network",
                abs(float(np.corrcoef(one, other)[0, 1])) < 0.2,
                thought="Are all weights drawn independently, at each call?",
            )
    for sizes in ((1, 1, 1), (5, 4, 3)):
        checks.draws_only_from_its_generator(
            lambda fresh, sizes=sizes: [*checks.attempt(start, *sizes, fresh)],
            kind="torch",
            thought="Does all randomness come from the generator, and nothing else?",
        )
        checks.true(
            "tensors of its own",
            checks.returns_new_tensors(start, *sizes, generator),
            thought="Are all four tensors new ones at each call?",
        )


# %% [markdown]
# ## Exercise 2: forward, and the loss of a batch
#
# *Easy, about 10 minutes.* Run a batch through the network, and return a `Pass`: the hidden units (after tanh), the predictions, and the mean squared error over **all**
# entries (all examples and all outputs). Use tensors and matrix products, without `torch.nn`. The results are new tensors.
#
# Your function must also work where hidden units are exactly 0, 1 or $-1$, and where errors are exactly 0: no result is `nan`, and `loss.backward()` gives the right gradients
# for all four parameters.
#
# One input, one hidden unit, one output, and `w1` = 1, `b1` = 0.5, `w2` = 1, `b2` = 0.5: for the inputs 1 and 3 the hidden units are
# $\tanh 1.5 = 0.9051$ and $\tanh 3.5 = 0.9982$, and the predictions 1.4051 and 1.4982. With both targets at 1 the loss is
# $(0.4051^2 + 0.4982^2)/2 = 0.2062$.
#
# <details><summary>Hint</summary>
#
# `inputs @ w1` has one row for each example, and `+ b1` adds the biases to each of them. `torch.tanh` works on each entry.
#
# </details>


# %%
def check_pass(found: object, expected: Sequence[object], dtype: torch.dtype) -> Pass:
    """Compare a forward pass with its hidden units, predictions and loss."""
    thought = "Return Pass(hidden, predictions, loss)."
    made = checks.instance("the result", found, Pass, thought=thought)
    thoughts = (
        "The tanh of the first layer: one row an example, one column a unit.",
        "The second layer, of the hidden units: one row an example. No tanh.",
        "The mean of the squared errors, over examples and outputs alike.",
    )
    for name, one, right, thought in zip(
        Pass._fields, made, expected, thoughts, strict=True
    ):
        shape = checks.to_array(right).shape
        kind = checks.tensor(name, one, shape=shape, dtype=dtype, thought=thought)
        rtol, atol = (1e-4, 1e-5) if dtype == torch.float32 else (1e-9, 1e-12)
        checks.close(
            name, kind, checks.to_array(right), thought=thought, rtol=rtol, atol=atol
        )
    return made


# %% exercise="forward" task=2 forbid="torch.nn"
def forward(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Pass:
    """Run a batch through a two-layer network with tanh.

    Args:
        parameters: Weights and biases.
        inputs: Shape ``[batch, n_in]``, batch at least 1, in the dtype of the
            parameters.
        targets: Shape ``[batch, n_out]``, in the same dtype.

    Returns:
        Hidden units, predictions and loss, in the dtype of the inputs.
    """
    # BEGIN SOLUTION
    hidden = torch.tanh(inputs @ parameters.w1 + parameters.b1)  # [batch, n_hidden]
    predictions = hidden @ parameters.w2 + parameters.b2  # [batch, n_out]
    return Pass(hidden, predictions, (predictions - targets).square().mean())
    # END SOLUTION


# %% test="forward" points=1
def test_forward() -> None:
    def tensors(*numbers: object) -> list[Tensor]:
        return [torch.tensor(one, dtype=torch.float64) for one in numbers]

    one_unit = Parameters(*tensors([[1.0]], [0.5], [[1.0]], [0.5]))
    two_outputs = Parameters(
        *tensors([[1.0, 0.0], [0.0, 2.0]], [0.0, -2.0], [[1.0, 2.0], [0, 4]], [1.0, 0])
    )
    h = np.tanh([1.5, 3.5])
    t = float(np.tanh(1.0))
    for parameters, numbers, goals, expected in (
        (
            one_unit,
            [[1.0], [3.0]],
            [[1.0], [1.0]],
            (h[:, None], h[:, None] + 0.5, float(np.mean((h - 0.5) ** 2))),
        ),
        (
            two_outputs,
            [[1.0, 1.0]],
            [[t, 2 * t - 2.0]],
            ([[t, 0.0]], [[t + 1.0, 2 * t]], 2.5),
        ),
    ):
        inputs, targets = tensors(numbers, goals)
        with checks.unchanged(parameters=parameters, inputs=inputs, targets=targets):
            found = checks.attempt(forward, parameters, inputs, targets)
        check_pass(found, expected, torch.float64)
    leaves = Parameters(*(one.clone().requires_grad_() for one in two_outputs))
    loss = checks.attempt(forward, leaves, inputs, targets).loss
    checks.true(
        "the loss depends on the parameters, for autograd too",
        loss.requires_grad,
        thought="Is a tensor detached on the way, or made anew from numbers?",
    )


# %% hidden="forward" points=1
def hidden_forward() -> None:
    rng = np.random.default_rng(323)
    for batch, n_in, n_hidden, n_out, scale, met in (
        (1, 1, 1, 1, 1.0, 0),
        (1, 3, 4, 2, 1.0, 0),
        (5, 2, 2, 2, 1.0, 0),
        (4, 4, 4, 4, 1.0, 0),
        (7, 5, 1, 3, 0.01, 0),
        (5, 3, 4, 2, 1.0, -1),  # targets far away
        (3, 2, 100, 1, 1.0, 0),
        (397, 3, 6, 5, 1.0, 0),
        (6, 2, 5, 3, 2000.0, 0),  # saturated: 1 or -1
        (6, 2, 5, 3, 0.0, 0),  # some units exactly 0
        (4, 2, 1, 3, 0.0, 4),  # no errors at all: the one unit is 0
        (5, 3, 1, 2, 0.0, 2),  # none in two examples
        (1, 1, 1, 1, 0.0, 1),
    ):
        shapes = (n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)
        w1, b1, w2, b2 = (rng.normal(size=shape) for shape in shapes)
        b1[1::2] *= scale > 0
        x, y = scale * rng.normal(size=(batch, n_in)), rng.normal(size=(batch, n_out))
        if met > 0:
            b1[:], y[:met] = 0, b2
        y *= 1.0 if met >= 0 else 1e4
        for dtype in (torch.float64, torch.float32):
            parameters = Parameters(
                *(torch.tensor(one, dtype=dtype) for one in (w1, b1, w2, b2))
            )
            leaves = Parameters(*(one.clone().requires_grad_() for one in parameters))
            inputs, targets = (torch.tensor(one.T, dtype=dtype).T for one in (x, y))
            if scale > 1 and dtype == torch.float32:
                continue  # sums of large numbers keep few digits there
            with checks.unchanged(p=leaves, inputs=inputs, targets=targets):
                found = checks.attempt(forward, leaves, inputs, targets)
            h = np.tanh(np.einsum("ni,ih->nh", x, w1) + b1)
            guess = np.einsum("nh,ho->no", h, w2) + b2
            loss = float(((guess - y) ** 2).sum() / y.size)
            made = check_pass(found, (h, guess, loss), dtype)
            thought = "Can autograd go from the loss to all four parameters?"
            checks.true("the loss", made.loss.requires_grad, thought=thought)
            gradients = checks.attempt(torch.autograd.grad, made.loss, [*leaves])
            if dtype == torch.float64:
                upstream = 2 * (guess - y) / y.size
                slope = np.einsum("no,ho->nh", upstream, w2) * (1 - h**2)
                for gradient, right in zip(
                    gradients,
                    (
                        np.einsum("ni,nh->ih", x, slope),
                        np.einsum("nh->h", slope),
                        np.einsum("nh,no->ho", h, upstream),
                        np.einsum("no->o", upstream),
                    ),
                    strict=True,
                ):
                    checks.close(
                        "a gradient",
                        gradient,
                        right,
                        thought="Is autograd's gradient right for all four parameters, "
                        "also where a hidden unit or an error is 0?",
                        rtol=1e-6,
                        atol=1e-9 * max(scale, 1e-3),
                    )
            thought = (
                "Does a result share memory with an argument or an earlier result?"
            )
            checks.true(
                "tensors of its own",
                checks.returns_new_tensors(forward, parameters, inputs, targets),
                thought=thought,
            )


# %% [markdown]
# Your network in the hands of Lemma 1. (This cell needs Exercise 2.) **Predict** the loss of the two units set by hand, and of the same network with its second unit's
# outgoing weight set to 0.

# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    by_hand = xor_by_hand(3.0)
    whole = forward(by_hand, XOR_INPUTS, XOR_TARGETS)
    cut = by_hand._replace(w2=by_hand.w2 * torch.tensor([[1.0], [0.0]]))
    halved = forward(cut, XOR_INPUTS, XOR_TARGETS)
    for cut_name, one in (("two units", whole), ("one cut off", halved)):
        shown = [round(p, 3) + 0.0 for p in one.predictions[:, 0].tolist()]
        print(f"{cut_name:11}: predictions {shown}, loss {one.loss.item():.4f}")
    assert whole.loss < 1e-20
    assert halved.loss > 1 / 6

# %% [markdown]
# What to see: zero for the whole network, and far more than $\tfrac16$ for what is left of it: one unit can no longer make a bump.
#
# ## Backwards, one layer at a time
#
# The forward pass went through a layer, then through another. The backward pass goes through the same layers, in the other order. At each of them it
# asks the same question: *I know the gradient with respect to what you returned. What is it with respect to what you were given?* Lemma 2 is the answer. Once it is a
# function, networks of any depth can be walked back: that is all that `loss.backward()` does.
#
# A word of warning first. People often work out from the shapes where a transpose belongs: $G_A$ must be `[batch, n_from]`, and only
# `upstream @ w.T` has that shape. It is a good check. **Predict:** when does it fail? Here is $G_A$ with and without the transpose, for three layers.


# %% tags=["demo", "nbval-check-output"]
def show_trap() -> None:
    """Print what forgetting the transpose does, for layers of several shapes."""
    draws = torch.Generator().manual_seed(324)
    for n_from, n_to in ((3, 2), (2, 3), (3, 3)):
        w = torch.randn(n_from, n_to, generator=draws, dtype=torch.float64)
        upstream = torch.randn(5, n_to, generator=draws, dtype=torch.float64)
        right = upstream @ w.T
        try:
            wrong = upstream @ w
            told = f"no error, shape {tuple(wrong.shape)}, the right shape"
            assert wrong.shape == right.shape and not torch.allclose(wrong, right)
        except RuntimeError:
            told = "an error"
        print(f"layer {n_from} -> {n_to}, without the transpose: {told}")


show_trap()

# %% [markdown]
# What to see: between layers of different widths the mistake is caught. Between layers of **the same** width it goes through in silence, and the gradients are
# wrong (the cell checks this). Most deep networks have hidden layers of one width. So test your gradients on networks whose sizes are all different, and compare them
# with autograd's: shapes alone prove nothing.
#
# ## Exercise 3: one layer, backwards
#
# *Medium, about 10 minutes.* A layer computed `inputs @ weights + biases`. You are given `upstream`, the gradient of the loss with respect to what it returned. Return the gradients with
# respect to its inputs, its weights and its biases, **in this order**, as new tensors of `float64`. Write Lemma 2 yourself: without autograd (`torch.autograd`, `torch.func`, `.backward()`) and without `torch.nn`.
#
# Two examples of one input, the weights $(1, 2)$, and the outputs' gradients:
#
# $$A = \begin{pmatrix} 3 \\ 4 \end{pmatrix}, \quad W = \begin{pmatrix} 1 & 2 \end{pmatrix}, \quad G_B = \begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix}
# \quad\Longrightarrow\quad G_A = \begin{pmatrix} 1 \\ -2 \end{pmatrix}, \quad G_W = \begin{pmatrix} 3 & -4 \end{pmatrix}, \quad G_b = (1, -1) .$$
#
# The gradient of a **sum** over examples: if there is a mean in the loss, its $1/n$ is already in `upstream`.
#
# <details><summary>Hint</summary>
#
# Two matrix products, each with one transpose, and one `sum(dim=0)`. Which order gives `[n_from, n_to]`?
#
# </details>


# %%
def is_by_hand(answer: object) -> bool:
    """Whether an answer's functions leave autograd alone.

    They call no tensor's ``backward`` (classes of their own may have one), and do not
    leave inference mode, in which the tests run them and autograd does not work.
    """
    parts = [
        node
        for node in checks.text_of(answer).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    nodes = [node for part in parts for node in ast.walk(part)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    own = {getattr(part, "name", "") for one in classes for part in one.body}
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    modes = [
        [ast.unparse(one) for one in (*node.args, *node.keywords)]
        for node in nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("inference_mode")
    ]
    is_left = any(one not in ([], ["True"], ["mode=True"]) for one in modes)
    return "backward" not in used - own and not is_left


# %% exercise="layer_backward" task=3 forbid="torch.autograd torch.func torch.nn"
def layer_backward(
    inputs: Tensor, weights: Tensor, upstream: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the gradients of a layer ``inputs @ weights + biases``.

    Args:
        inputs: Shape ``[batch, n_from]``, batch at least 1, float64.
        weights: Shape ``[n_from, n_to]``, float64.
        upstream: Gradient of the loss with respect to what the layer returned, shape
            ``[batch, n_to]``, float64.

    Returns:
        The gradients with respect to the inputs, the weights and the biases, float64,
        each in the shape of what it belongs to.
    """
    # BEGIN SOLUTION
    return upstream @ weights.T, inputs.T @ upstream, upstream.sum(dim=0)
    # END SOLUTION


# %% test="layer_backward" points=1
def test_layer_backward() -> None:
    kind = torch.float64
    for numbers, w, upward, expected in (
        (
            [[3.0], [4.0]],
            [[1.0, 2.0]],
            [[1.0, 0.0], [0.0, -1.0]],
            ([[1.0], [-2.0]], [[3.0, -4.0]], [1.0, -1.0]),
        ),
        (
            [[1.0, 0.0], [2.0, 1.0]],
            [[1.0, 2.0], [3.0, 4.0]],
            [[1.0, 1.0], [0.0, 2.0]],
            ([[3.0, 7.0], [4.0, 8.0]], [[1.0, 5.0], [0.0, 2.0]], [1.0, 3.0]),
        ),
    ):
        given = [torch.tensor(one, dtype=kind) for one in (numbers, w, upward)]
        watched = dict(zip(("inputs", "weights", "upstream"), given, strict=True))
        with checks.unchanged(**watched), torch.inference_mode():
            found = checks.attempt(layer_backward, *given)
        thought = "Return three tensors: for inputs, weights and biases."
        found = checks.instance("the result", found, tuple, thought=thought)
        checks.equal("the number of results", len(found), 3, thought=thought)
        for name, one, right, thought in zip(
            ("inputs", "weights", "biases"),
            found,
            expected,
            (
                "upstream, times the weights: which way round do they stand?",
                "What went in, times upstream, summed over the examples.",
                "A bias is a weight whose input is always 1.",
            ),
            strict=True,
        ):
            what = f"the gradient with respect to the {name}"
            one = checks.tensor(what, one, thought=thought)
            checks.close(what, one, right, thought=thought, rtol=1e-9)


# %% hidden="layer_backward" points=2
def hidden_layer_backward() -> None:
    thought = "Is it made by hand, without autograd?"
    checks.true("made by hand", is_by_hand(layer_backward), thought=thought)
    rng = np.random.default_rng(325)
    for batch, n_from, n_to, scale in (
        (1, 1, 1, 1.0),
        (1, 4, 3, 1.0),
        (6, 1, 5, 1.0),
        (6, 5, 1, 1.0),
        (3, 3, 3, 1.0),
        (5, 2, 2, 1e-8),
        (4, 6, 2, 1e6),
        (307, 3, 4, 1.0),
        (2, 70, 90, 1.0),
        (3, 2, 4, 0.0),
    ):
        a, w, g = (
            rng.normal(size=shape)
            for shape in ((n_from, batch), (n_from, n_to), (batch, n_to))
        )
        a, g = a.T, scale * g  # not contiguous
        given = [torch.from_numpy(one) for one in (a, w, g)]
        watched = dict(zip(("inputs", "weights", "upstream"), given, strict=True))
        with checks.unchanged(**watched), torch.inference_mode():
            found = checks.attempt(layer_backward, *given)
        thought = "Are they three tensors, each in the shape of what it belongs to?"
        found = checks.instance("the result", found, tuple, thought=thought)
        checks.equal("the number of results", len(found), 3, thought=thought)
        expected = (
            np.einsum("nt,ft->nf", g, w),
            np.einsum("nf,nt->ft", a, g),
            np.einsum("nt->t", g),
        )
        for one, right in zip(found, expected, strict=True):
            kind = torch.float64
            one = checks.tensor(
                "a gradient", one, shape=right.shape, dtype=kind, thought=thought
            )
            checks.close(
                "a gradient",
                one,
                right,
                thought="Does it hold for layers and batches of any size?",
                rtol=1e-9,
                atol=1e-11 * scale,
            )
        checks.true(
            "tensors of its own",
            checks.returns_new_tensors(layer_backward, *given),
            thought="Does a gradient share memory with an argument?",
        )


# %% [markdown]
# ## Exercise 4: the whole backward pass
#
# *Medium, about 10 minutes.* Return the gradients with respect to all four parameters, as a `Parameters` of new tensors of `float64`, for the loss of Exercise 2 (the mean over all $n \times m$ entries). What the forward pass found is given as `seen`:
# take hidden units and predictions from there, and compute neither again. Hidden units may be exactly 0, 1 or $-1$, and errors 0. As in Exercise 3, do without autograd and `torch.nn`. You may call your `layer_backward`, or write out the products yourself.
#
# For the network of one unit with `w1` = 0, `b1` = 0, `w2` = 1, `b2` = 0, the inputs 1 and 3 and the targets 1 and 1: the hidden units are 0 and the predictions 0, so
# $G_{\hat Y} = \tfrac22 (-1, -1)$, and $G_Z$ is the same. The gradient is $-1 \cdot 1 - 1 \cdot 3 = -4$ for `w1`, $-2$ for `b1`, $0$ for `w2`, and $-2$ for `b2`.
#
# <details><summary>Hint</summary>
#
# Lines 6 to 9 of the pseudocode. The slope of tanh needs no $Z$: it is `1 - hidden**2`. How many entries does `targets` have?
#
# </details>


# %% exercise="backward" task=3 forbid="torch.autograd torch.func torch.nn"
def backward(
    parameters: Parameters, inputs: Tensor, targets: Tensor, seen: Pass
) -> Parameters:
    """Return the gradient of the mean squared error of a batch, by hand.

    Args:
        parameters: Weights and biases.
        inputs: Shape ``[batch, n_in]``, batch at least 1, float64.
        targets: Shape ``[batch, n_out]``, float64.
        seen: What the forward pass found for them.

    Returns:
        A gradient for each parameter, in its shape, float64.
    """
    # BEGIN SOLUTION
    upstream = 2 * (seen.predictions - targets) / targets.numel()  # [batch, n_out]
    g_hidden, g_w2, g_b2 = layer_backward(seen.hidden, parameters.w2, upstream)
    g_z = g_hidden * (1 - seen.hidden**2)  # [batch, n_hidden]
    _, g_w1, g_b1 = layer_backward(inputs, parameters.w1, g_z)
    return Parameters(g_w1, g_b1, g_w2, g_b2)
    # END SOLUTION


# %% test="backward" points=1
def test_backward() -> None:
    def tensors(*numbers: object) -> list[Tensor]:
        return [torch.tensor(one, dtype=torch.float64) for one in numbers]

    c = float(np.arctanh(0.5))
    for what, parameters, given, seen, expected in (
        (
            "one unit",
            Parameters(*tensors([[0.0]], [0.0], [[1.0]], [0.0])),
            tensors([[1.0], [3.0]], [[1.0], [1.0]]),
            Pass(*tensors([[0.0], [0.0]], [[0.0], [0.0]], 1.0)),
            ([[-4.0]], [-2.0], [[0.0]], [-2.0]),
        ),
        (
            "two units and two outputs, errors (1, -2) and (3, 0)",
            Parameters(*tensors([[0.0, 0]], [c, -c], [[1.0, 2.0], [3.0, -1]], [0, 0])),
            tensors([[4.0], [-8.0]], [[-2.0, 3.5], [-4.0, 1.5]]),
            Pass(*tensors([[0.5, -0.5]] * 2, [[-1.0, 1.5]] * 2, 3.5)),
            ([[-13.5, -19.5]], [0.0, 5.25], [[1.0, -0.5], [-1.0, 0.5]], [2.0, -1.0]),
        ),
    ):
        inputs, targets = given
        watched = {"parameters": parameters, "inputs": inputs, "targets": targets}
        with checks.unchanged(**watched, seen=seen), torch.inference_mode():
            found = checks.attempt(backward, parameters, inputs, targets, seen)
        thought = "Return Parameters(w1=..., b1=..., w2=..., b2=...)."
        found = checks.instance("the result", found, Parameters, thought=thought)
        for name, thought in (
            ("b2", "2 (predictions - targets), over the number of all entries; then?"),
            ("w2", "The layer was given the hidden units."),
            ("b1", "Back through w2, then times the slope 1 - hidden**2."),
            ("w1", "The layer was given the inputs."),
        ):
            right = expected[Parameters._fields.index(name)]
            label = f"the gradient with respect to {name} ({what})"
            one = checks.tensor(label, getattr(found, name), thought=thought)
            checks.close(label, one, right, thought=thought, rtol=1e-9, atol=1e-12)


# %% hidden="backward" points=2
def hidden_backward() -> None:
    thought = "Is it made by hand, without autograd?"
    checks.true("made by hand", is_by_hand(backward), thought=thought)
    generator = torch.Generator().manual_seed(326)
    for batch, n_in, n_hidden, n_out, share in (
        (1, 1, 1, 1, 1.0),
        (1, 3, 4, 2, 1.0),
        (5, 4, 3, 2, 1.0),
        (4, 4, 4, 4, 1.0),
        (7, 2, 3, 3, 1e-6),  # how far the predictions are from the targets
        (3, 5, 1, 6, 1e5),
        (307, 2, 5, 1, 1.0),
        (2, 3, 80, 2, 1.0),
        (6, 2, 3, 5, 0.0),  # all targets are met
    ):
        shapes = (n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)
        leaves = Parameters(
            *(
                torch.randn(
                    s, generator=generator, dtype=torch.float64
                ).requires_grad_()
                for s in shapes
            )
        )
        inputs, errors = (
            torch.randn(n, batch, generator=generator, dtype=torch.float64).T
            for n in (n_in, n_out)  # not contiguous
        )
        hidden = torch.tanh(inputs @ leaves.w1 + leaves.b1)
        predictions = hidden @ leaves.w2 + leaves.b2
        targets = predictions.detach() - share * errors
        loss = (predictions - targets).square().mean()
        loss.backward()
        parameters = Parameters(*(one.detach().clone() for one in leaves))
        seen = Pass(hidden.detach(), predictions.detach(), loss.detach())
        watched = {"parameters": parameters, "inputs": inputs, "targets": targets}
        with checks.unchanged(**watched, seen=seen), torch.inference_mode():
            found = checks.attempt(backward, parameters, inputs, targets, seen)
        thought = "Is it a Parameters, each gradient in the shape of its parameter?"
        found = checks.instance("the result", found, Parameters, thought=thought)
        for one, leaf in zip(found, leaves, strict=True):
            one = checks.tensor(
                "a gradient",
                one,
                shape=leaf.shape,
                dtype=torch.float64,
                thought=thought,
            )
            checks.close(
                "a gradient",
                one,
                checks.to_array(leaf.grad),
                thought="Does it equal autograd's: every factor, sum and transpose?",
                rtol=1e-7 if share < 1 else 1e-9,
                atol=1e-12 * max(share, 1e-3),
            )
        checks.true(
            "tensors of its own",
            checks.returns_new_tensors(backward, parameters, inputs, targets, seen),
            thought="Does a gradient share memory with an argument?",
        )
    # What the forward pass found is used, not found again: here it was another one.
    found_hidden = 0.5 * seen.hidden
    found_hidden[0], found_hidden[1], found_hidden[2] = 1.0, -1.0, 0.0
    found_hidden[:, 1] = torch.tensor([1.0, -1.0]).repeat(3)  # saturated throughout
    other = Pass(found_hidden, predictions.detach() + errors, seen.loss)
    with torch.inference_mode():
        found = checks.attempt(backward, parameters, inputs, targets, other)
    upstream = 2 * (other.predictions - targets) / targets.numel()
    by_z = torch.einsum("no,ho->nh", upstream, parameters.w2)
    by_z = by_z * (1 - other.hidden.square())
    for name, right in (
        ("w2", torch.einsum("nh,no->ho", other.hidden, upstream)),
        ("b2", torch.einsum("no->o", upstream)),
        ("b1", torch.einsum("nh->h", by_z)),
        ("w1", torch.einsum("ni,nh->ih", inputs, by_z)),
    ):
        checks.close(
            "a gradient",
            getattr(found, name),
            right.numpy(),
            thought="Is what the forward pass found used, and not computed once more? "
            "And where a hidden unit is 0, 1 or -1?",
            rtol=1e-9,
            atol=1e-14,
        )


# %% [markdown]
# ## Equal to autograd
#
# Does a page of algebra agree with a library of many thousand lines? Draw 24 networks and batches of all kinds of sizes. For each, autograd runs back through your forward pass,
# and your backward pass does without. (This cell needs Exercises 1 to 4.) How many digits do you expect?


# %% tags=["demo", "nbval-check-output"]
def largest_difference(n_networks: int, generator: torch.Generator) -> float:
    """Return how far gradients by hand are from autograd's, relative to the largest.

    Args:
        n_networks: How many random networks and batches are tried.
        generator: Draws sizes, parameters, inputs and targets.
    """
    worst = 0.0
    for _ in range(n_networks):
        sizes = torch.randint(1, 9, (4,), generator=generator).tolist()
        batch, n_in, n_hidden, n_out = sizes
        leaves = start(n_in, n_hidden, n_out, generator)
        for one in leaves:
            one.requires_grad_()
        x = torch.randn(batch, n_in, generator=generator, dtype=torch.float64)
        y = torch.randn(batch, n_out, generator=generator, dtype=torch.float64)
        seen = forward(leaves, x, y)
        seen.loss.backward()
        with torch.no_grad():
            by_hand = backward(leaves, x, y, seen)
        for ours, leaf in zip(by_hand, leaves, strict=True):
            assert leaf.grad is not None
            gap = (ours - leaf.grad).abs().max() / leaf.grad.abs().max()
            worst = max(worst, gap.item())
    return worst


with checks.demonstration():
    gap = largest_difference(24, torch.Generator().manual_seed(327))
    print(f"24 networks: all gradients equal autograd's to 1e-10: {gap < 1e-10}")
    assert gap < 1e-12

# %% [markdown]
# The cell asserts even more, twelve digits: what is left is rounding. Which weight is to blame for what, path by path, is the subject of Part 3.5: it takes **one** example down
# to each single weight, and walks the graph as autograd does.
#
# ## Exercise 5: train
#
# *Medium, about 10 minutes.* Run gradient descent on one batch: in each step subtract `rate` times its gradient from each of the four parameters. Return the parameters after the last step, and the losses as a list of plain
# numbers, not rounded: **before each step, and after the last**, so always `n_steps + 1` of them. Use your `forward` and `backward`, or autograd if you prefer, but neither
# `torch.nn` nor `torch.optim`.
#
# If the rate is too large, the loss rises, perhaps until it is `inf` or `nan`. Go on to the last step with the same arithmetic all the same, and put these values into the list.
#
# All four gradients of a step belong to the parameters **before** it. The parameters that you were given stay as they are, and those that you return are new tensors of `float64` that require no gradient.
# Both hold for `n_steps` = 0 too.
#
# With the example of Exercise 4 and a rate of 0.25, one step leads from $(0, 0, 1, 0)$ to $(1, 0.5, 1, 0.5)$, and the losses are 1 and 0.2062 (as in Exercise 2).
#
# <details><summary>Hint</summary>
#
# `Parameters(*(p - rate * g for p, g in zip(parameters, gradients)))` is a whole step, and makes new tensors. `.item()` makes a plain number of a loss.
#
# </details>


# %%
def check_training(
    found: object, expected: Sequence[Tensor], losses: Sequence[float], thought: str
) -> None:
    """Compare what a training returned with final parameters and losses."""
    pair = checks.instance("the result", found, tuple, thought="Two things: a tuple.")
    checks.equal(
        "the number of results", len(pair), 2, thought="Parameters, and losses."
    )
    seen = checks.instance("the losses", pair[1], list, thought="A list of numbers.")
    for one in seen:
        checks.number("each loss", one, thought="`.item()` makes a plain number.")
    counted = "Before each step, and after the last: one more than there are steps."
    checks.equal("the number of losses", len(seen), len(losses), thought=counted)
    checks.close("the losses", seen, losses, thought=thought, rtol=1e-8, atol=1e-24)
    kind = "The first result is a Parameters."
    final = checks.instance("the parameters", pair[0], Parameters, thought=kind)
    for name, one, right in zip(Parameters._fields, final, expected, strict=True):
        made = checks.tensor(
            name, one, shape=right.shape, dtype=torch.float64, thought=thought
        )
        checks.true(
            f"{name} requires no gradient",
            not made.requires_grad,
            thought="`detach` gives the same numbers without a gradient.",
        )
        checks.close(
            name, made, right.detach().numpy(), thought=thought, rtol=1e-8, atol=1e-11
        )


# %% exercise="train" task=4 forbid="torch.nn torch.optim"
def train(
    parameters: Parameters, inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> tuple[Parameters, list[float]]:
    """Train a two-layer network on one batch by gradient descent.

    Args:
        parameters: Where to begin; they require no gradient.
        inputs: Shape ``[batch, n_in]``, float64.
        targets: Shape ``[batch, n_out]``, float64.
        rate: Learning rate, at least 0.
        n_steps: Number of steps, at least 0.

    Returns:
        The parameters after the last step, float64, and the loss before each step and
        after the last.
    """
    # BEGIN SOLUTION
    current = Parameters(*(one.clone() for one in parameters))
    losses: list[float] = []
    for step in range(n_steps + 1):
        seen = forward(current, inputs, targets)
        losses.append(seen.loss.item())
        if step < n_steps:
            gradients = backward(current, inputs, targets, seen)
            moved = (p - rate * g for p, g in zip(current, gradients, strict=True))
            current = Parameters(*moved)
    return current, losses
    # END SOLUTION


# %% test="train" points=1
def test_train() -> None:
    def tensors(*numbers: object) -> list[Tensor]:
        return [torch.tensor(one, dtype=torch.float64) for one in numbers]

    first = Parameters(*tensors([[0.0]], [0.0], [[1.0]], [0.0]))
    after = tensors([[1.0]], [0.5], [[1.0]], [0.5])
    inputs, targets = tensors([[1.0], [3.0]], [[1.0], [1.0]])
    loss = float(np.mean((np.tanh([1.5, 3.5]) - 0.5) ** 2))
    for rate, n_steps, expected, losses, thought in (
        (0.25, 0, first, [1.0], "No step: the loss of the start, and copies of it."),
        (0.25, 1, after, [1.0, loss], "Against the gradients (-4, -2, 0, -2)."),
        (0.0, 2, first, [1.0] * 3, "With a rate of 0 nothing moves."),
    ):
        with checks.unchanged(parameters=first, inputs=inputs, targets=targets):
            found = checks.attempt(train, first, inputs, targets, rate, n_steps)
        check_training(found, expected, losses, thought)


# %% hidden="train" points=2
def hidden_train() -> None:
    generator = torch.Generator().manual_seed(328)
    for batch, n_in, n_hidden, n_out, rate, n_steps, share in (
        (1, 1, 1, 1, 0.1, 1, 1.0),
        (5, 3, 4, 2, 0.1, 0, 1.0),
        (5, 3, 4, 2, 0.2, 2, 1.0),
        (4, 3, 3, 3, 0.05, 9, 1.0),
        (131, 2, 6, 1, 0.1, 40, 1.0),
        (3, 2, 2, 4, 0.0, 3, 1.0),
        (8, 4, 5, 2, 1e-4, 5, 1.0),
        (6, 3, 4, 2, 3.0, 5, 1.0),  # too large a rate: the loss rises
        (6, 2, 3, 2, 0.1, 4, 1e-5),  # targets that are all but met
    ):
        shapes = (n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)
        given = Parameters(
            *(torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes)
        )
        inputs, targets = (
            torch.randn(batch, n, generator=generator, dtype=torch.float64)
            for n in (n_in, n_out)
        )
        if share < 1:
            hidden = torch.tanh(inputs @ given.w1 + given.b1)
            targets = hidden @ given.w2 + given.b2 + share * targets
        # Written another way: autograd finds the gradients.
        leaves = [one.clone().requires_grad_() for one in given]
        losses: list[float] = []
        for step in range(n_steps + 1):
            w1, b1, w2, b2 = leaves
            guess = torch.addmm(b2, torch.tanh(torch.addmm(b1, inputs, w1)), w2)
            loss = (guess - targets).square().sum() / targets.numel()
            losses.append(loss.item())
            if step < n_steps:
                gradients = torch.autograd.grad(loss, leaves)
                leaves = [
                    (one - rate * g).detach().requires_grad_()
                    for one, g in zip(leaves, gradients, strict=True)
                ]
        arguments = given, inputs, targets, rate, n_steps
        with checks.unchanged(parameters=given, inputs=inputs, targets=targets):
            found = checks.attempt(train, *arguments)
        thought = (
            "Does each step use gradients from before it, and are losses in order?"
        )
        check_training(found, leaves, losses, thought)
        checks.true(
            "tensors of its own",
            checks.returns_new_tensors(train, *arguments),
            thought="Are the parameters that are returned new tensors, each time?",
        )
    # All is zero but the last bias, so that every right order of sums rounds alike.
    zeros = Parameters(
        *(torch.zeros(s, dtype=torch.float64) for s in ((3, 2), (2,), (2, 1), (1,)))
    )
    inputs = torch.randn(4, 3, generator=generator, dtype=torch.float64)
    ones = torch.ones(4, 1, dtype=torch.float64)
    found = checks.attempt(train, zeros, inputs, 0 * ones, 0.1, 2)
    thought = "And where all targets are met from the start?"
    check_training(found, zeros, [0.0] * 3, thought)
    thought = "Does a training whose loss grows beyond all numbers go on to the end?"
    for n_steps in (12, 25, 45):  # the loss is a number, inf, and nan
        bias, losses = np.zeros(()), []
        with np.errstate(all="ignore"):
            for _ in range(n_steps):
                losses.append(float((bias - 1) ** 2))
                bias = bias - 1e10 * (2 * (bias - 1))
            losses.append(float((bias - 1) ** 2))
        nothing = np.nan if np.isnan(bias) else 0.0
        expected = [*(one + nothing for one in zeros[:3]), zeros.b2 + float(bias)]
        found = checks.attempt(train, zeros, inputs, ones, 1e10, n_steps)
        check_training(found, expected, losses, thought)


# %% [markdown]
# ## Exercise 6: draw the loss
#
# *Easy, about 10 minutes.* Draw the losses of one to four trainings in one pair of axes: one line for each, through all its losses from step 0 on, on a **logarithmic** scale of y (and the usual one of x). A legend has the names, exactly as they are given. Any
# two lines differ in line style (`-`, `--`, `:`, `-.`) or clearly in colour: by at least 0.05 in red, green or blue, each from 0 to 1. (In the style of this notebook, each line gets a line style of its own unless you choose one.) Label both axes: what counts along x (the step), and what is measured along y (the loss). The limits of the axes cut nothing
# off. Return the `Figure`, a new one at each call.
#
# For `{"a": [1.0, 0.1], "b": [0.5, 0.4, 0.3]}` the line `a` goes from step 0 to 1, and `b` from step 0 to 2.
#
# <details><summary>Hint</summary>
#
# `axes.plot(numbers, label=name)` counts from 0 by itself. `axes.set(yscale="log")`.
#
# </details>


# %%
def check_losses(figure: Figure, runs: Mapping[str, Sequence[float]]) -> None:
    """Check a figure of losses: each line, its name, scales, labels, limits."""
    axes = checks.panels_of(figure)[0]
    checks.equal(
        "the scales of x and y",
        [axes.get_xscale(), axes.get_yscale()],
        ["linear", "log"],
        thought="Losses fall by powers of ten: y is logarithmic, x is not.",
    )
    lines = {
        name: checks.curve(
            f"the line of {name!r}",
            *(axes, np.arange(len(losses)), losses),
            name=name,
            thought="One line for each run, all its losses, from step zero on.",
        )
        for name, losses in runs.items()
    }
    checks.own_names(
        axes,
        {name: (line, [name]) for name, line in lines.items()},
        thought="Can the lines be told apart, by colour or style?",
    )
    for style in {line.look.style for line in lines.values()}:
        checks.told_apart(
            "the lines of one style",
            {n: [one.look] for n, one in lines.items() if one.look.style == style},
            thought="A colour or a line style of its own for each run.",
        )
    for line in lines.values():
        checks.in_view(
            "the lines",
            axes,
            x=line.x,
            y=line.y,
            thought="Do the limits of the axes cut something off?",
        )
    checks.labels(
        axes,
        x=("step", "steps", "update", "iteration"),
        y=("loss", "mse", "mean squared error", "cost"),
        thought="What counts along x, and what is measured along y?",
    )


# %% exercise="loss_figure" task=4
def loss_figure(runs: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the losses of trainings over their steps, on a logarithmic scale.

    Args:
        runs: For each name, of 1 to 4, the losses from step 0 on: at least 2, all
            finite and above 0, not necessarily as many in each run. No name begins
            with `_` or has a `$` in it, which mean something to matplotlib.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for name, losses in runs.items():
        axes.plot(losses, label=name)
    axes.set(xlabel="step", ylabel="loss (MSE)", yscale="log")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="loss_figure" points=1
def test_loss_figure() -> None:
    for runs in (
        {"a": [1.0, 0.1], "b": [0.5, 0.4, 0.3]},
        {"rate 0.1": [2.0, 0.5, 1e-6, 1e-9]},
    ):
        figure = checks.figure_of(
            loss_figure,
            runs,
            n_axes=1,
            thought="A figure with one pair of axes, both labelled.",
        )
        check_losses(figure, runs)


# %% hidden="loss_figure" points=1
def hidden_loss_figure() -> None:
    rng = np.random.default_rng(329)
    for names, low, least, most in (
        (["one run"], -3.0, 2, 90),
        (["Twins, w_1 = w_2", "random"], -20.0, 2, 90),
        (["8_units", "4_units", "2 units", "no hidden units: a plane"], -5.0, 2, 90),
        (["b", "a", "c"], 6.0, 2, 90),
        (["short", "long"], -9.0, 1101, 2200),
    ):
        runs = {
            name: (
                10 ** (low * rng.uniform(size=int(rng.integers(least, most))))
            ).tolist()
            for name in names
        }
        if names[0] == "short":
            runs["short"] = runs["short"][:3]
        if len(names) == 3:  # two end alike, and two are the same all along
            runs["b"][-1] = runs["a"][-1]
            runs["b again"] = [*runs["b"]]
        figure = checks.figure_of(
            loss_figure,
            {name: [*losses] for name, losses in runs.items()},
            n_axes=1,
            thought="Is it a new figure with one pair of axes, both labelled?",
        )
        check_losses(figure, runs)


# %% [markdown]
# ## XOR, learned
#
# Now everything together. (The rest of this part needs Exercises 1, 2, 4, 5 and 6.) Three trainings on the four points of XOR, with a rate of 0.2:
#
# - **random**: four hidden units, from your `start`;
# - **twins**: two hidden units that start equal, with random numbers;
# - **zeros**: four hidden units, all at zero.
#
# **Predict** the level at which each of the last two comes to rest. Lemmas 1 and 3 know.


# %% tags=["demo"] alt="Loss over the first 400 steps of three trainings on XOR, on a logarithmic scale. Zeros runs into the dotted line at 1/4 and stays there. Twins falls slowly towards the dashed line at 1/6 and stays above it. Random stays near 1/4 for more than a hundred steps, then falls steeply and leaves the picture."
def twin_start(generator: torch.Generator) -> Parameters:
    """Return a network of two inputs and two equal hidden units."""
    one = start(2, 1, 1, generator)
    twice = (one.w1.repeat(1, 2), one.b1.repeat(2), one.w2.repeat(2, 1), one.b2)
    return Parameters(*twice)


def xor_runs(seed: int) -> dict[str, tuple[Parameters, list[float]]]:
    """Train three networks on XOR for 1,000 steps of rate 0.2."""
    generator = torch.Generator().manual_seed(seed)
    drawn = start(2, 4, 1, generator)
    starts = {
        "random": drawn,
        "twins": twin_start(generator),
        "zeros": Parameters(*(torch.zeros_like(one) for one in drawn)),
    }
    return {
        name: train(one, XOR_INPUTS, XOR_TARGETS, 0.2, 1000)
        for name, one in starts.items()
    }


with checks.demonstration():
    runs_of_three = xor_runs(seed=335)
    xor_figure = loss_figure({name: run[1] for name, run in runs_of_three.items()})
    for height, style, rung in ((1 / 4, ":", "1/4"), (1 / 6, "--", "1/6")):
        xor_figure.axes[0].axhline(height, color="grey", linestyle=style, label=rung)
    xor_figure.axes[0].set(xlim=(0, 400), ylim=(1e-3, 1))
    xor_figure.axes[0].legend(loc="lower left")
    plt.show()
    twins = runs_of_three["twins"]
    assert (twins[0].w1[:, 0] - twins[0].w1[:, 1]).abs().max() < 1e-9
    assert (twins[0].w2[0] - twins[0].w2[1]).abs().max() < 1e-9
    assert min(twins[1]) > 1 / 6
    zeros = runs_of_three["zeros"]
    assert not zeros[0].w1.any() and not zeros[0].w2.any()
    assert abs(zeros[1][-1] - 0.25) < 1e-12

# %% [markdown]
# What to see, in the first 400 of 1,000 steps: **zeros** goes to $\tfrac14$ and stays. With $W_2 = 0$ nothing flows back to $W_1$, and with $H = 0$ nothing reaches $W_2$: only the last bias
# moves, until it says $\tfrac12$. **Twins** are still equal after 1,000 steps, and their loss is above $\tfrac16$, as that of every single unit. **Random** looks stuck as well, at first: for a while the loss stands
# near $\tfrac14$. The network is then hardly more than a line, and does what the best line does. In the end the units part ways and the loss falls by powers of ten. *A plateau is not the end.*
#
# One seed proves nothing. Ten other starts of each kind:

# %% tags=["demo"]
with checks.demonstration():
    ends = [xor_runs(seed) for seed in range(340, 350)]
    for kind in ("random", "twins", "zeros"):
        last = [run[kind][1][-1] for run in ends]
        print(f"{kind:6}: final loss from {min(last):.2g} to {max(last):.2g}", end=", ")
        print(f"{sum(loss < 0.01 for loss in last)} of 10 solved")
    assert all(run["random"][1][-1] < 0.01 for run in ends)
    assert all(0.18 < run["random"][1][20] < 0.3 for run in ends)  # the plateau
    assert all(min(run["twins"][1]) > 1 / 6 for run in ends)
    assert all(abs(run["zeros"][1][-1] - 0.25) < 1e-12 for run in ends)

# %% [markdown]
# Watch it happen: what the network of the first figure predicts, everywhere in the plane, after more and more steps. Move the slider.


# %% tags=["demo"] alt="The plane of x1 and x2, coloured by the prediction after 600 steps: a band of high values through the corners (0, 1) and (1, 0), marked by squares, and low values at the corners (0, 0) and (1, 1), marked by circles."
def xor_surface(n_steps: int) -> Figure:
    """Draw what the network of the first figure predicts after some steps."""
    drawn = start(2, 4, 1, torch.Generator().manual_seed(335))
    now, losses = train(drawn, XOR_INPUTS, XOR_TARGETS, 0.2, n_steps)
    ticks = torch.linspace(-0.3, 1.3, 60, dtype=torch.float64)
    x2, x1 = torch.meshgrid(ticks, ticks, indexing="ij")
    places = torch.stack([x1.flatten(), x2.flatten()], dim=1)
    nothing = torch.zeros(len(places), 1, dtype=torch.float64)  # no targets here
    heights = forward(now, places, nothing).predictions.reshape(60, 60)
    figure, axes = plt.subplots(figsize=(5, 3.8), layout="constrained")
    mesh = axes.pcolormesh(ticks, ticks, heights, vmin=-0.2, vmax=1.2)
    figure.colorbar(mesh, label="prediction")
    for target, marker in ((0, "o"), (1, "s")):
        x, y = XOR_INPUTS[XOR_TARGETS[:, 0] == target].T
        name = f"target {target}"
        (dots,) = axes.plot(x, y, marker, markersize=10, label=name)
        dots.set(markerfacecolor="white", markeredgecolor="black")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.set_title(f"after {n_steps} steps: loss {losses[-1]:.2g}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


with checks.demonstration():
    controls.interactive_figure(
        xor_surface, n_steps=controls.slider(0, 1000, 25, 600, "steps")
    )

# %% [markdown]
# Nobody told the units where to bend. The band between the two corners of target 1 is the bump of the first figure, found by descent.
#
# ## The room with two doors
#
# Back to the mouse. The room has $5 \times 5$ cells, with doors in two opposite corners: from there, two of the four directions lead out. The mouse picks one of the four directions at
# random, each time; where a wall is in the way, it stays. Cheese is worth 1, and each step before it costs patience: a reward that comes a step later is worth $\gamma = 0.95$
# times as much. The **value** $v(s)$ of a cell is what the mouse can expect from there (Part 4.6 says all about it):
#
# $$v(s) = \sum_{\text{directions}} \tfrac14 \cdot \begin{cases} 1 & \text{if it leads out} \\ \gamma\, v(s') & \text{if it leads to } s' . \end{cases}$$
#
# These are 25 linear equations, and their solution is exact. The network is to learn it as a function of **two features**, the coordinates, from $-1$ to $1$. As a judge we
# take the best plane, $w_1 x_1 + w_2 x_2 + b$.
#
# **Lemma 4.** The best plane (by the MSE) is flat: it says the mean value, everywhere.
#
# *Proof.* Turn the room by half a turn: each door goes to the other one, so $v(-x) = v(x)$. At the flat plane $\bar v$, the slope of the MSE along $w_k$ is
# $\frac2n \sum (\bar v - v(x))\,x_k$, and the terms of $x$ and $-x$ cancel. Along $b$ it is zero too, since $\bar v$ is the mean. The MSE of a plane is a valley (Part 2.3, Lemma 4), so
# that is its lowest place. $\blacksquare$
#
# An agent with such a value function does not know where to go. How well does a network with 8 hidden units do? We judge it in two ways: by the share of the variance that
# it leaves unexplained, and by what counts: the mouse now moves **greedily**, to where the network promises most. From how many of the 25 cells does it find a door?


# %% tags=["demo"]
class Room(NamedTuple):
    """A square room with two doors."""

    places: Tensor
    """Coordinates of the cells, from -1 to 1, shape ``[25, 2]``."""
    values: Tensor
    """Exact values under random steps, shape ``[25, 1]``."""
    after: list[list[int]]
    """For each cell and direction the next cell; -1 is outside, through a door."""


def make_room(size: int, gamma: float) -> Room:
    """Return a room with doors in two opposite corners, and solve for its values."""
    n, doors = size * size, {0, size * size - 1}
    after: list[list[int]] = []
    equations = torch.eye(n, dtype=torch.float64)  # equations @ values = pay
    pay = torch.zeros(n, dtype=torch.float64)
    for cell in range(n):
        row, column = divmod(cell, size)
        following: list[int] = []
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            i, j = row + down, column + right
            if 0 <= i < size and 0 <= j < size:
                following.append(i * size + j)
                equations[cell, i * size + j] -= gamma / 4
            elif cell in doors:
                following.append(-1)
                pay[cell] += 0.25
            else:
                following.append(cell)
                equations[cell, cell] -= gamma / 4
        after.append(following)
    ticks = torch.linspace(-1, 1, size, dtype=torch.float64)
    values = torch.linalg.solve(equations, pay)[:, None]
    return Room(torch.cartesian_prod(ticks, ticks), values, after)


def promises(room: Room, values: Tensor, gamma: float, cell: int) -> list[float]:
    """Return what each direction promises, by values of shape ``[25, 1]``."""
    return [1.0 if k < 0 else gamma * values[k].item() for k in room.after[cell]]


def greedy_steps(room: Room, values: Tensor, gamma: float) -> list[int]:
    """Return after how many greedy steps a mouse leaves from each cell; -1 is never."""
    found: list[int] = []
    for first in range(len(values)):
        cell, n_steps = first, 0
        while cell >= 0 and n_steps <= len(values):  # after that it runs in a circle
            best = int(np.argmax(promises(room, values, gamma, cell)))
            cell, n_steps = room.after[cell][best], n_steps + 1
        found.append(n_steps if cell < 0 else -1)
    return found


room = make_room(5, 0.95)
flat_design = torch.cat([room.places, torch.ones(25, 1, dtype=torch.float64)], dim=1)
plane = flat_design @ torch.linalg.lstsq(flat_design, room.values).solution
assert torch.allclose(plane, room.values.mean().expand(25, 1))  # Lemma 4
assert torch.allclose(room.values, room.values.flip(0))
assert min(greedy_steps(room, room.values, 0.95)) > 0

# %% tags=["demo"] alt="Three pictures of the 5 by 5 room. Exact values: high in the upper left and the lower right corner, low in the two others. Best plane: the same value everywhere. Network: much like the exact values, a little too low at the doors."
ROOM_STEPS = 3000


def room_figure(tables: Mapping[str, Tensor]) -> Figure:
    """Draw values of the room side by side, with one scale of colours."""
    figure, panels = plt.subplots(
        1, len(tables), figsize=(9, 3.1), layout="constrained"
    )
    for axes, (name, values) in zip(panels, tables.items(), strict=True):
        axes.imshow(values.reshape(5, 5), vmin=0.1, vmax=0.7)
        for (row, column), value in np.ndenumerate(values.reshape(5, 5).numpy()):
            colour = "black" if value > 0.4 else "white"
            axes.text(
                column, row, f"{value:.2f}", ha="center", va="center", color=colour
            )
        axes.set(title=name, xlabel="column", ylabel="row")
        axes.grid(visible=False)
    figure.colorbar(panels[0].images[0], ax=panels, label="value")
    return figure


with checks.demonstration():
    variance = room.values.var(correction=0).item()
    networks: list[Parameters] = []
    for seed in range(351, 354):
        first = start(2, 8, 1, torch.Generator().manual_seed(seed))
        learned, losses = train(first, room.places, room.values, 0.1, ROOM_STEPS)
        guessed = forward(learned, room.places, room.values).predictions
        steps = greedy_steps(room, guessed, 0.95)
        n_left = sum(n > 0 for n in steps)
        print(f"network {seed}: unexplained {losses[-1] / variance:.1%}", end=", ")
        print(f"greedy mouse leaves from {n_left} of 25 cells")
        assert losses[-1] < 0.7 * variance
        assert n_left == 25
        for n, value in zip(steps, room.values[:, 0].tolist(), strict=True):
            assert 0.95 ** (n - 1) > value  # better than random, in every cell
        networks.append(learned)
    gaps = [float(np.ptp(promises(room, plane, 0.95, cell))) for cell in range(25)]
    n_alike = sum(gap < 1e-12 for gap in gaps)
    print(f"best plane: all directions promise the same in {n_alike} of 25 cells")
    assert n_alike == 23
    found_values = forward(networks[0], room.places, room.values).predictions
    room_figure({"exact": room.values, "best plane": plane, "network": found_values})
    plt.show()

# %% [markdown]
# What to see: the plane explains nothing, and except at the doors it gives the mouse no reason to go anywhere. The network is not exact (a table of 25 numbers would be), and it rounds off the peaks at the doors. But the mouse needs only to know
# **where it is better**, and it now leaves from every cell, with each of three networks: from each cell it earns more than the random mouse by whose values it steers (the cell checks this). Module 4 makes a
# method of that step.
#
# Why bother, if a table is exact? Here the network has 33 parameters for 25 cells, and there is nothing to gain. A room of $1000 \times 1000$ cells would have a table of a million numbers, and the same network still 33. And
# a mouse that has not been in some cell yet can ask the network about it. Part 5.1 takes that up.
#
# ## Summary and outlook
#
# - A two-layer network is `tanh(x @ w1 + b1) @ w2 + b2`. Without the bend it is one layer, and XOR costs it at least $\tfrac14$; with one hidden unit at least $\tfrac16$; with two, set by hand, nothing.
# - **Backwards** each layer takes two matrix products and a sum of rows: $A^\top G$, $G W^\top$, and $G$ summed. In 24 networks of random sizes the result equalled autograd's to $10^{-10}$.
# - Shapes catch a forgotten transpose, except between layers of the same width.
# - Equal units remain equal. From zeros the loss of XOR ended at exactly $\tfrac14$, from twins it stayed above $\tfrac16$, from random starts 10 of 10 networks solved it, after a plateau.
# - **As a value function** of two coordinates the network left 10.3 to 12.3 percent of the variance unexplained where the best plane left all of it, and a greedy mouse found a door from all 25 cells.
#
# **Where it leads**: Part 3.3 builds the same network with `torch.nn` and lets go of the bookkeeping; Part 3.4 tries other bends; Part 3.5 follows the blame down to single weights.
# In Part 5.2 such a network holds the values of a game, and its targets are no longer given.
#
# **Further reading**: Goodfellow and others, section 6.1, which solves XOR with two units of another kind; Cybenko, *Approximation by Superpositions of a Sigmoidal Function* (1989), on
# why enough units of this kind can come as close as you like to any continuous function.
