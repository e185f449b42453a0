# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.5: Backpropagation: intuition and a worked example"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A network has made a mistake. It holds nine weights, or nine million, and each of them had a hand in it. **Which weight is to blame,
# and by how much?** Backpropagation answers for all of them at once, with about twice the arithmetic of the forward pass. This notebook
# takes it apart until nothing is left that you could not do with a pencil.
#
# Reinforcement learning is full of questions about blame (we say *credit assignment*). When a value network misjudges a state,
# backpropagation carries the error back to its weights. When training will not start, a gradient may have faded on its way. And one of
# the best-known bugs of deep RL, a target that should have been a constant and was not, is a mistake about where gradients may flow.
#
# **After this part you can**
#
# - compute the gradient of a two-layer network by hand, for one example, down to each single weight;
# - write the same for vectors and for batches, and prove your code equal to `.backward()` to machine precision;
# - draw how gradients flow through the layers of a deep network, say why they fade, and mend the network.
#
# **Builds on** Part 2.2 (autograd), Part 3.2 (networks from tensors) and Part 3.4 (activation functions).
#
# **Time** about 45 minutes to read, 165 to work.
#
# **Sources** Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986). Goodfellow, Bengio and
# Courville, *Deep Learning* (2016), section 6.5. Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
# networks* (2010). Sutton and Barto, *Reinforcement Learning* (2nd edition), sections 9.3 (semi-gradients) and 9.7 (networks).

# %%
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding
from rlcourse.figures import controls, plots
from torch import Tensor, nn

device = devices.choose()
budget = budgets.current()
rng = seeding.seed_everything(35)
plots.use_style()
torch.set_num_threads(1)  # small networks: more threads would only wait for each other

# %% [markdown]
# ## The network, and one convention
#
# Our network has one hidden layer. For one example $x$ with target $y$:
#
# $$z = x\,W^{(1)} + b^{(1)}, \qquad h = \sigma(z), \qquad \hat y = h\,W^{(2)} + b^{(2)}, \qquad
# L = \tfrac12 \sum_k (\hat y_k - y_k)^2,$$
#
# where $\sigma(z) = 1 / (1 + e^{-z})$ is the sigmoid, applied to each entry. The half in the loss is there to cancel the 2 that its
# derivative brings.
#
# **The convention, kept through the whole notebook: vectors are rows, and a layer is `x @ W`.** So $W_{ij}$ leads *from* unit $i$ *to*
# unit $j$, and $W$ has shape `[from, to]`. A batch is a stack of rows, and nothing changes: `X @ W`. Units count from 0, in formulas
# too, so that $W^{(1)}_{01}$ is `w1[0, 1]`; layers count from 1. (One trap: `torch.nn.Linear` stores the transpose, shape `[to, from]`,
# and computes `x @ weight.T`.)
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $x$, $X$ | input of one example, of a batch | `x`, `inputs` | `[n_in]`, `[batch, n_in]` | float64 by hand |
# | $W^{(1)}, b^{(1)}$ | weights and biases into the hidden layer | `w1`, `b1` | `[n_in, n_hidden]`, `[n_hidden]` | float64 |
# | $z$ | hidden units before the activation | `z` | `[n_hidden]` | float64 |
# | $h$ | hidden units after it | `h` | `[n_hidden]` | float64 |
# | $W^{(2)}, b^{(2)}$ | weights and biases into the output | `w2`, `b2` | `[n_hidden, n_out]`, `[n_out]` | float64 |
# | $\hat y$, $y$ | prediction, target | `prediction`, `target` | `[n_out]` | float64 |
# | $L$ | loss; for a batch, the mean over its examples | `squared_loss(...)` | scalar | float64 |
# | $\delta^{(1)}$ | blame of the hidden units: $\partial L / \partial z$ | `delta_1` | `[n_hidden]` | float64 |
# | $\delta^{(2)}$ | blame of the outputs: $\partial L / \partial \hat y$ | `delta_2` | `[n_out]` | float64 |
#
# The first half of the notebook works in float64 on the CPU, so that "equal" can mean equal to about fifteen digits. The second half,
# on deep networks, runs in float32 on your device, as training does.


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


def squared_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    """Half the squared error: summed over outputs, averaged over the batch.

    Args:
        predictions: Shape ``[n_out]`` or ``[batch, n_out]``.
        targets: The same shape.

    Returns:
        A scalar tensor.
    """
    return 0.5 * (predictions - targets).square().sum(dim=-1).mean()


# %% [markdown]
# ## One example, with numbers
#
# Two inputs, two hidden units, one output: nine numbers to learn. Think of $x$ as two features of a state and of $\hat y$ as our guess
# of its value.
#
# $$x = (1,\; 2), \quad W^{(1)} = \begin{pmatrix} 0.1 & -0.3 \\ 0.2 & 0.4 \end{pmatrix}, \quad b^{(1)} = (0.5,\; -0.5), \quad
# W^{(2)} = \begin{pmatrix} 2 \\ -1.2 \end{pmatrix}, \quad b^{(2)} = 0.1, \quad y = 0.5.$$
#
# The forward pass needs a pencil and one table of $e^{-z}$:
#
# $$z_0 = 1 \cdot 0.1 + 2 \cdot 0.2 + 0.5 = 1, \qquad z_1 = 1 \cdot (-0.3) + 2 \cdot 0.4 - 0.5 = 0,$$
#
# $$h_0 = \sigma(1) = 0.7311, \qquad h_1 = \sigma(0) = 0.5, \qquad \hat y = 2 \cdot 0.7311 - 1.2 \cdot 0.5 + 0.1 = 0.9621.$$
#
# The prediction is too high by $0.4621$, and the loss is $\tfrac12 \cdot 0.4621^2 = 0.1068$.


# %% tags=["demo", "nbval-check-output"]
def values_by_pencil(target: float) -> dict[str, float]:
    """The worked example's forward pass by plain arithmetic: each quantity by name."""
    v = {"x[0]": 1.0, "x[1]": 2.0, "y": target}
    v |= {"w1[0,0]": 0.1, "w1[0,1]": -0.3, "w1[1,0]": 0.2, "w1[1,1]": 0.4}
    v |= {"b1[0]": 0.5, "b1[1]": -0.5, "w2[0,0]": 2.0, "w2[1,0]": -1.2, "b2[0]": 0.1}
    v["z[0]"] = v["x[0]"] * v["w1[0,0]"] + v["x[1]"] * v["w1[1,0]"] + v["b1[0]"]
    v["z[1]"] = v["x[0]"] * v["w1[0,1]"] + v["x[1]"] * v["w1[1,1]"] + v["b1[1]"]
    v["h[0]"] = 1.0 / (1.0 + math.exp(-v["z[0]"]))
    v["h[1]"] = 1.0 / (1.0 + math.exp(-v["z[1]"]))
    v["prediction"] = v["h[0]"] * v["w2[0,0]"] + v["h[1]"] * v["w2[1,0]"] + v["b2[0]"]
    v["loss"] = 0.5 * (v["prediction"] - v["y"]) ** 2
    return v


def show_forward_pass(v: Mapping[str, float]) -> None:
    """Print what the forward pass computes, in its order."""
    for name in ("z[0]", "z[1]", "h[0]", "h[1]", "prediction", "loss"):
        print(f"{name:>10} = {v[name] + 0.0:7.4f}")


pencil = values_by_pencil(0.5)
show_forward_pass(pencil)
in_the_text = {"h[0]": 0.7311, "h[1]": 0.5, "prediction": 0.9621, "loss": 0.1068}
assert all(round(pencil[name], 4) == number for name, number in in_the_text.items())

# %% [markdown]
# These are the numbers of the text, and the forward pass has left more than a prediction behind: $x$, $z$ and $h$ lie there ready. The
# backward pass will need every one of them. Keeping them is called *caching*, and it is why training takes more memory than predicting.
#
# With tensors the forward pass is three lines, one for each of $z$, $h$ and $\hat y$, whatever the numbers of inputs, hidden units and
# outputs. (You wrote such a pass in Part 3.2; this one keeps what it saw.)


# %%
class Cache(NamedTuple):
    """What a forward pass leaves behind for the backward pass."""

    x: Tensor
    """The input, shape ``[n_in]``."""
    z: Tensor
    """Hidden units before the activation, shape ``[n_hidden]``."""
    h: Tensor
    """Hidden units after the activation, shape ``[n_hidden]``."""
    prediction: Tensor
    """Shape ``[n_out]``."""


def forward(x: Tensor, parameters: Parameters) -> Cache:
    """Run the two-layer network on one example, and keep what the backward pass needs.

    Args:
        x: Input, shape ``[n_in]``. (A batch ``[batch, n_in]`` works too: then each
            tensor of the cache has one row for each example.)
        parameters: Weights and biases, of the same dtype and device as ``x``.

    Returns:
        The input, the hidden units before and after the activation, the prediction.
    """
    z = x @ parameters.w1 + parameters.b1  # [n_hidden]
    h = torch.sigmoid(z)
    return Cache(x=x, z=z, h=h, prediction=h @ parameters.w2 + parameters.b2)


def worked_example() -> tuple[Parameters, Tensor, Tensor]:
    """The worked example, made afresh: its parameters, the input, the target."""
    parameters = Parameters(
        w1=torch.tensor([[0.1, -0.3], [0.2, 0.4]], dtype=torch.float64),
        b1=torch.tensor([0.5, -0.5], dtype=torch.float64),
        w2=torch.tensor([[2.0], [-1.2]], dtype=torch.float64),
        b2=torch.tensor([0.1], dtype=torch.float64),
    )
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    return parameters, x, torch.tensor([0.5], dtype=torch.float64)


def random_parameters(
    n_in: int, n_hidden: int, n_out: int, generator: torch.Generator
) -> Parameters:
    """Draw a two-layer network: standard normal numbers, float64, on the CPU."""
    shapes = ((n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,))
    return Parameters(
        *(torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes)
    )


# %% tags=["demo", "nbval-check-output"]
def show_cache() -> None:
    """Print what the forward pass of the worked example keeps."""
    parameters, x, _ = worked_example()
    for name, numbers in forward(x, parameters)._asdict().items():
        print(f"{name:>10} = {[round(number, 4) + 0.0 for number in numbers.tolist()]}")


show_cache()

# %% [markdown]
# The same numbers once more, now for any network of this kind.
#
# ## The chain rule: local derivative times what comes from upstream
#
# Wiggle one weight a little. It moves its hidden unit, which moves the activation, which moves the prediction, which moves the loss.
# Each link of the chain stretches or shrinks the wiggle by a factor of its own, and the factors multiply; where several paths lead to
# the loss, their products add up. That is all of the chain rule that we need. For $W^{(1)}_{01}$, on the way from $x_0$ to hidden
# unit 1, there is one path:
#
# $$\frac{\partial L}{\partial W^{(1)}_{01}}
# = \underbrace{\frac{\partial L}{\partial \hat y}}_{\hat y - y}
# \cdot \underbrace{\frac{\partial \hat y}{\partial h_1}}_{W^{(2)}_{10}}
# \cdot \underbrace{\frac{\partial h_1}{\partial z_1}}_{\sigma'(z_1)}
# \cdot \underbrace{\frac{\partial z_1}{\partial W^{(1)}_{01}}}_{x_0}
# = 0.4621 \cdot (-1.2) \cdot 0.25 \cdot 1 = -0.1386.$$
#
# Each factor is *local*: a unit knows its own inputs and weights, and nothing of the rest of the network. For the sigmoid the local
# derivative comes almost for free, since the forward pass has $h$ in the cache:
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} = h\,(1 - h).$$
#
# The paths to different weights share their beginnings. So start at the loss, walk backwards, and at each node multiply *what came from
# upstream* by *the local derivative*; write the product down and pass it on. Nothing is computed twice. That walk is backpropagation:
#
# ```text
# Backpropagation through any graph of computations
#
# Input:  nodes v_1, ..., v_n, each after all of its inputs; the last one, v_n, is the loss L
# Output: g_s = dL/dv_s for every node
#
#  1  for t = 1, ..., n:                            forward
#  2      compute v_t from its inputs, and keep it
#  3  g_n <- 1;  g_s <- 0 for all s < n             backward
#  4  for t = n, n - 1, ..., 1:
#  5      for each input v_s of v_t:
#  6          g_s <- g_s + g_t * (dv_t / dv_s)      from upstream, times the local derivative
#  7  return g_1, ..., g_n
# ```
#
# **Why it is right.** Claim: when the loop of line 4 arrives at node $t$, $g_t$ is $\partial L / \partial v_t$. For $t = n$ it is 1. For
# any other $t$, suppose that the claim holds for all later nodes. A change of $v_t$ reaches the loss only through the nodes $v_u$ that
# take $v_t$ as an input, and these all come later, so the chain rule says
#
# $$\frac{\partial L}{\partial v_t} = \sum_{u \,:\, v_t \text{ is an input of } v_u} \frac{\partial L}{\partial v_u}\,
# \frac{\partial v_u}{\partial v_t}.$$
#
# Line 6 has added exactly these products, one for each such $v_u$, with the right $g_u$. So $g_t$ is right, too. $\square$
#
# The cost is one multiplication and one addition for each arrow of the graph, whatever the number of weights.


# %% tags=["demo", "nbval-check-output"]
def gradients_by_pencil(v: Mapping[str, float]) -> dict[str, float]:
    """The worked example's backward pass: the loss's derivative by each quantity."""
    g = {"loss": 1.0}
    g["prediction"] = g["loss"] * (v["prediction"] - v["y"])
    g["b2[0]"] = g["prediction"] * 1.0
    for j in (0, 1):
        g[f"w2[{j},0]"] = g["prediction"] * v[f"h[{j}]"]
        g[f"h[{j}]"] = g["prediction"] * v[f"w2[{j},0]"]
        g[f"z[{j}]"] = g[f"h[{j}]"] * v[f"h[{j}]"] * (1.0 - v[f"h[{j}]"])
        g[f"b1[{j}]"] = g[f"z[{j}]"] * 1.0
        for i in (0, 1):
            g[f"w1[{i},{j}]"] = g[f"z[{j}]"] * v[f"x[{i}]"]
    return g


def show_gradients(g: Mapping[str, float]) -> None:
    """Print each derivative, in the order of the walk."""
    for name, gradient in g.items():
        print(f"dL/d {name:<10} = {gradient:7.4f}")


pencil_gradients = gradients_by_pencil(pencil)
show_gradients(pencil_gradients)
blame_in_the_text = {"w2[0,0]": 0.3378, "w2[1,0]": 0.2311, "b2[0]": 0.4621}
blame_in_the_text |= {"w1[0,0]": 0.1817, "w1[0,1]": -0.1386}
blame_in_the_text |= {"w1[1,0]": 0.3634, "w1[1,1]": -0.2773}
assert all(round(pencil_gradients[n], 4) == g for n, g in blame_in_the_text.items())

# %% [markdown]
# Nine gradients, one for each weight and bias, and six more that were met on the way. Read the signs: `w1[0,1]` has a negative
# gradient, since raising it raises $h_1$, which enters the prediction with $-1.2$, and our prediction is too high. Read the sizes too:
# the row of `w1` that starts at $x_1 = 2$ has twice the gradients of the row that starts at $x_0 = 1$. Whoever speaks louder gets more
# of the blame.
#
# Does the derivative tell the truth? Wiggle `w1[1,0]`, which is $0.2$, by a thousandth. The loss should move by about
# $0.001 \cdot 0.3634$.


# %% tags=["demo"]
def loss_with(w1_10: float) -> float:
    """Loss of the worked example with another number in place of ``w1[1, 0]``."""
    z_0 = 1.0 * 0.1 + 2.0 * w1_10 + 0.5
    prediction = 2.0 / (1.0 + math.exp(-z_0)) - 1.2 * 0.5 + 0.1
    return 0.5 * (prediction - 0.5) ** 2


slope_by_wiggling = (loss_with(0.2 + 1e-3) - loss_with(0.2 - 1e-3)) / 2e-3
print(f"by wiggling:       {slope_by_wiggling:.6f}")
print(f"by the chain rule: {pencil_gradients['w1[1,0]']:.6f}")
assert abs(slope_by_wiggling - pencil_gradients["w1[1,0]"]) < 1e-6

# %% [markdown]
# They agree to six decimals. But wiggling costs two forward passes *for each weight*; the walk backwards gave all nine in one go.
#
# ### The computation graph
#
# Here is the walk as a picture. Values flow from left to right (blue, upper numbers), gradients flow from right to left (orange, lower
# numbers). An arrow with two numbers is a weight with its gradient; the other arrows show their local slope. Move the target: where it
# equals the prediction nothing is anybody's fault, and beyond it all signs turn.

# %% tags=["demo"] alt="The network of the worked example as a graph from left to right: two inputs, two hidden units before and after the sigmoid, the prediction 0.962, the loss 0.107. Each node and each weight carries its value and, below it, the gradient of the loss, such as -0.139 at z1."
VALUE_COLOUR, GRADIENT_COLOUR = plots.PALETTE[0], plots.PALETTE[1]

PLACES: dict[str, tuple[float, float]] = {
    "x[0]": (0.0, 2.0),
    "x[1]": (0.0, 0.0),
    "z[0]": (2.2, 2.0),
    "z[1]": (2.2, 0.0),
    "h[0]": (3.8, 2.0),
    "h[1]": (3.8, 0.0),
    "prediction": (6.0, 1.0),
    "loss": (7.8, 1.0),
}
"""Where each node of the graph stands."""


def symbol(name: str) -> str:
    """The mathematics for a name in the pencil's tables: ``"z[0]"`` is $z_0$."""
    known = {"prediction": r"$\hat y$", "loss": "$L$", "b2[0]": "$b^{(2)}_0$"}
    known |= {f"b1[{j}]": f"$b^{{(1)}}_{j}$" for j in (0, 1)}
    return known.get(name) or f"${name[0]}_{name[2]}$"


def draw_pair(
    axes: Axes, place: tuple[float, float], value: str, gradient: float | None
) -> None:
    """Write a value above its gradient, each in its colour, at one place."""
    x, y = place
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    upper = axes.text(x, y + 0.02, value, ha="center", va="bottom", fontsize=10)
    upper.set(color=VALUE_COLOUR, bbox=box, zorder=3)
    if gradient is not None:
        shown = f"{gradient + 0.0:+.3f}"
        lower = axes.text(x, y - 0.02, shown, ha="center", va="top", fontsize=9)
        lower.set(color=GRADIENT_COLOUR, style="italic", bbox=box, zorder=3)


def draw_weight(
    axes: Axes, start: str, end: str, value: float, gradient: float
) -> None:
    """Draw the arrow of one weight, with its value and gradient on it."""
    (x_0, y_0), (x_1, y_1) = PLACES[start], PLACES[end]
    along = 0.36 if start[0] == "x" and y_0 != y_1 else 0.5  # off the crossing
    place = (x_0 + along * (x_1 - x_0), y_0 + along * (y_1 - y_0))
    draw_pair(axes, place, f"{value:.3f}", gradient)


def draw_slope(axes: Axes, start: str, end: str, function: str, slope: float) -> None:
    """Write a function and its local slope at the arrow between two nodes."""
    (x_0, y), (x_1, _) = PLACES[start], PLACES[end]
    middle, grey = (x_0 + x_1) / 2, "#444444"
    axes.text(middle, y + 0.1, function, ha="center", color=grey)
    below = axes.text(middle, y - 0.08, f"slope {slope + 0.0:.3f}", ha="center")
    below.set(va="top", color=grey, fontsize=9)


def draw_graph(target: float) -> Figure:
    """Draw the computation graph of the worked example: all values, all gradients."""
    v = values_by_pencil(target)
    g = gradients_by_pencil(v)
    weights = {f"w1[{i},{j}]": (f"x[{i}]", f"z[{j}]") for i in (0, 1) for j in (0, 1)}
    weights |= {f"w2[{j},0]": (f"h[{j}]", "prediction") for j in (0, 1)}
    others = [("z[0]", "h[0]"), ("z[1]", "h[1]"), ("prediction", "loss")]
    figure, axes = plt.subplots(figsize=(9.5, 4.4))
    arrow = {"arrowstyle": "-|>", "color": "#888888", "shrinkA": 20, "shrinkB": 21}
    for start, end in [*weights.values(), *others]:
        axes.annotate("", PLACES[end], PLACES[start], arrowprops=arrow, zorder=1)
    for name, (start, end) in weights.items():
        draw_weight(axes, start, end, v[name], g[name])
    for start, end in others[:2]:
        draw_slope(axes, start, end, r"$\sigma$", v[end] * (1.0 - v[end]))
    square = r"$\frac{1}{2}(\hat y - y)^2$"
    draw_slope(axes, "prediction", "loss", square, v["prediction"] - target)
    for name, (x, y) in PLACES.items():
        axes.scatter([x], [y], s=1150, facecolor="#F4F4F4", edgecolor="black", zorder=2)
        axes.text(x, y, symbol(name), ha="center", va="center", fontsize=13, zorder=3)
        side = 0.5 if y == 2.0 else -0.57
        draw_pair(axes, (x, y + side), f"{v[name] + 0.0:.3f}", g.get(name))
    for name, place in {
        "b1[0]": (2.2, 3.1),
        "b1[1]": (2.2, -1.15),
        "b2[0]": (6.0, -0.2),
    }.items():
        draw_pair(axes, place, f"{symbol(name)} = {v[name]:.3f}", g[name])
    goal = axes.text(7.8, 0.0, f"target y = {target:.2f}", ha="center", fontsize=9)
    goal.set_color(VALUE_COLOUR)
    axes.text(-0.35, -1.45, "value", color=VALUE_COLOUR, fontsize=10)
    key = axes.text(0.3, -1.45, "gradient of the loss", fontsize=10, style="italic")
    key.set_color(GRADIENT_COLOUR)
    axes.set(xlim=(-0.6, 8.4), ylim=(-1.55, 3.4))
    axes.set_title("One example through the network, forwards and backwards")
    axes.axis("off")
    return figure


controls.interactive_figure(
    draw_graph, target=controls.slider(-1.0, 3.0, 0.05, 0.5, "target y")
)
faultless = gradients_by_pencil(values_by_pencil(pencil["prediction"]))
assert all(abs(g) < 1e-12 for name, g in faultless.items() if name != "loss")

# %% [markdown]
# Follow one orange number back. Under $h_1$ stands $-0.555$; the arrow $\sigma$ has slope $0.250$; so under $z_1$ stands their product,
# $-0.139$. At each step the number is multiplied by something that stands right there. The cell also asserts the quiet case: with the
# target at the prediction every gradient is zero.
#
# ## Exercise 1: the blame of one weight, factor by factor
#
# *Easy, about 15 minutes.* For a network with **one output**, return the four factors on the path from the loss back to `w1[i, j]`, in
# this order:
#
# $$\Bigl[\frac{\partial L}{\partial \hat y},\quad \frac{\partial \hat y}{\partial h_j},\quad \frac{\partial h_j}{\partial z_j},\quad
# \frac{\partial z_j}{\partial W^{(1)}_{ij}}\Bigr].$$
#
# For $i = 0$, $j = 1$ the worked example gives `[0.4621, -1.2, 0.25, 1.0]`, whose product is $-0.1386$.
#
# In exercises 1 to 4 autograd is off while your function runs. Whoever switches it on again, or uses `torch.autograd` or `torch.func`,
# gets no points: these exercises are pencil work. Numbers may be tiny or large, but each $z$ lies between $-100$ and $100$. There a
# computer has no trouble with $e^{-z}$, and $h\,(1 - h)$ is right to fifteen decimals.
#
# <details><summary>Hint</summary>
#
# Everything is in the cache or in `w2`. `tensor[j].item()` makes a Python number of one entry. Which index belongs to the hidden unit,
# and which to the input?
#
# </details>


# %% exercise="chain_factors" task=1 forbid="torch.autograd torch.func"
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    """Return the local derivatives on the path from the loss to ``w1[i, j]``.

    Args:
        cache: What the forward pass left, for a network with one output.
        w2: Weights into the output, shape ``[n_hidden, 1]``.
        target: Shape ``[1]``.
        i: Index of the input that the weight ``w1[i, j]`` starts from.
        j: Index of the hidden unit that it leads to.

    Returns:
        Four numbers, from the loss backwards: the derivatives of the loss by the
        prediction, of the prediction by ``h[j]``, of ``h[j]`` by ``z[j]``, and of
        ``z[j]`` by the weight. Their product is that of the loss by ``w1[i, j]``.
    """
    # BEGIN SOLUTION
    h = cache.h[j].item()
    return [
        (cache.prediction[0] - target[0]).item(),
        w2[j, 0].item(),
        h * (1.0 - h),
        cache.x[i].item(),
    ]
    # END SOLUTION


# %% test="chain_factors" points=1
def test_chain_factors() -> None:
    parameters, x, target = worked_example()
    cache = forward(x, parameters)
    h_0 = 1.0 / (1.0 + math.exp(-1.0))
    error = 2.0 * h_0 - 1.0
    for i, j, expected, thought in (
        (0, 1, [error, -1.2, 0.25, 1.0], "Error, weight, slope of the sigmoid, input."),
        (1, 0, [error, 2.0, h_0 * (1.0 - h_0), 2.0], "Inputs are i, hidden units j."),
    ):
        w2 = parameters.w2
        with (
            checks.unchanged(cache=cache, w2=w2, target=target),
            torch.inference_mode(),
        ):
            result = checks.attempt(chain_factors, cache, w2, target, i, j)
        plain = "A list of four plain numbers: `.item()` makes one of a tensor."
        for number in checks.instance("the result", result, list, thought=plain):
            checks.number("each factor", number, thought=plain)
        what = f"the factors for w1[{i}, {j}]"
        checks.close(what, result, expected, rtol=1e-9, atol=1e-12, thought=thought)


# %% hidden="chain_factors" points=2
def hidden_chain_factors() -> None:
    names = checks.names_in(chain_factors)
    switches = {"requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"}
    by_hand = not (switches & names or {"inference_mode", "backward"} <= names)
    checks.true("made by hand", by_hand, thought="Does autograd stay off here?")
    generator = torch.Generator().manual_seed(352)
    for n_in, n_hidden, scale, share, spread in (
        (1, 1, 1.0, 1.0, 0.0),
        (2, 5, 1.0, 1.0, 0.0),
        (4, 3, 1.0, 1e-8, 0.0),  # how far the prediction is from the target
        (6, 2, 1.0, 1e6, 0.0),
        (3, 2, 1e-6, 1.0, 0.0),  # how large inputs and weights are
        (3, 2, 1e-20, 1e-20, 0.0),
        (3, 4, 4.0, 1.0, 0.0),
        (2, 15, 1.0, 1.0, 90.0),  # z from about -90 to 90
    ):
        drawn = random_parameters(n_in, n_hidden, 1, generator)
        places = spread * torch.linspace(-1.0, 1.0, n_hidden, dtype=torch.float64)
        drawn = drawn._replace(b1=drawn.b1 + places)
        parameters = Parameters(*(scale * tensor for tensor in drawn))
        w2 = parameters.w2
        x, error = (
            torch.randn(n, generator=generator, dtype=torch.float64) for n in (n_in, 1)
        )
        cache = forward(scale * x, parameters)
        target = cache.prediction - share * error
        weights = [(i, j) for i in range(n_in) for j in range(n_hidden)]
        with (
            checks.unchanged(cache=cache, w2=w2, target=target),
            torch.inference_mode(),
        ):
            calls = [(cache, w2, target, i, j) for i, j in weights]
            results = checks.each(chain_factors, calls)
        for (i, j), factors in zip(weights, results, strict=True):
            thought = "A list of plain numbers, each time?"
            for number in checks.instance("the result", factors, list, thought=thought):
                checks.number("each factor", number, thought=thought)
            # The slope of the sigmoid, written another way than in the text.
            slope = 0.25 / math.cosh(0.5 * cache.z[j].item()) ** 2
            missed = cache.prediction.item() - target.item()
            checks.close(
                "the factors",
                factors,
                [missed, w2[j].item(), slope, cache.x[i].item()],
                rtol=1e-9,
                atol=1e-14 * min(1.0, share),
                thought="Is each a local derivative, for numbers of any size?",
            )


# %% [markdown]
# ## From single weights to layers
#
# With several outputs, write $\delta^{(2)}_k = \partial L / \partial \hat y_k = \hat y_k - y_k$ for the blame of output $k$. Weight
# $W^{(2)}_{jk}$ carries $h_j$ to output $k$ and to no other, so there is one path:
#
# $$\frac{\partial L}{\partial W^{(2)}_{jk}} = h_j\,\delta^{(2)}_k, \qquad \frac{\partial L}{\partial b^{(2)}_k} = \delta^{(2)}_k.$$
#
# *What goes in, times the blame of where it arrives.* This sentence holds for every weight of every layer.
#
# ## Exercise 2: gradients of the output layer
#
# *Easy, about 10 minutes.* Return the gradients of `w2` and `b2` for one example, **without a loop** or a comprehension: products of
# whole tensors do it. For the worked example:
#
# $$\frac{\partial L}{\partial W^{(2)}} = \begin{pmatrix} 0.7311 \cdot 0.4621 \\ 0.5 \cdot 0.4621 \end{pmatrix}
# = \begin{pmatrix} 0.3378 \\ 0.2311 \end{pmatrix}, \qquad \frac{\partial L}{\partial b^{(2)}} = (0.4621).$$
#
# <details><summary>Hint</summary>
#
# A gradient has the shape of what it belongs to: `[n_hidden, n_out]`. Which product of a vector of length `n_hidden` and one of length
# `n_out` has that shape?
#
# </details>


# %% exercise="output_gradients" task=1 forbid="torch.autograd torch.func"
def output_gradients(cache: Cache, target: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients of the output layer's weights and biases for one example.

    Args:
        cache: What the forward pass left.
        target: Shape ``[n_out]``.

    Returns:
        The gradient of ``w2``, shape ``[n_hidden, n_out]``, and of ``b2``, shape
        ``[n_out]``.
    """
    # BEGIN SOLUTION
    delta_2 = cache.prediction - target  # [n_out]
    return torch.outer(cache.h, delta_2), delta_2
    # END SOLUTION


# %% test="output_gradients" points=1
def test_output_gradients() -> None:
    parameters, x, target = worked_example()
    cache = forward(x, parameters)
    h_0 = 1.0 / (1.0 + math.exp(-1.0))
    error = 2.0 * h_0 - 1.0
    two_outputs = Cache(
        x=torch.tensor([3.0], dtype=torch.float64),
        z=torch.tensor([0.0, math.log(3.0)], dtype=torch.float64),
        h=torch.tensor([0.5, 0.75], dtype=torch.float64),
        prediction=torch.tensor([1.0, -1.0], dtype=torch.float64),
    )
    for name, given, goal, by_w2, by_b2 in (
        ("worked example", cache, target, [[h_0 * error], [0.5 * error]], [error]),
        (
            "errors 1 and -2",
            two_outputs,
            torch.tensor([0.0, 1.0], dtype=torch.float64),
            [[0.5, -1.0], [0.75, -1.5]],
            [1.0, -2.0],
        ),
    ):
        with checks.unchanged(cache=given, target=goal), torch.inference_mode():
            result = checks.attempt(output_gradients, given, goal)
        thought = "Return two tensors: the gradient of w2, then that of b2."
        pair = checks.instance("the result", result, tuple, thought=thought)
        checks.equal("how many gradients come back", len(pair), 2, thought=thought)
        what = f"the gradient of w2 ({name})"
        thought = "What goes in (h), times the blame of where it arrives."
        gradient = checks.tensor(what, pair[0], thought=thought)
        checks.close(what, gradient, by_w2, rtol=1e-9, atol=1e-12, thought=thought)
        what = f"the gradient of b2 ({name})"
        thought = "A bias is a weight whose input is always 1."
        gradient = checks.tensor(what, pair[1], thought=thought)
        checks.close(what, gradient, by_b2, rtol=1e-9, atol=1e-12, thought=thought)
    checks.true(
        "there is no loop",
        not checks.has_loop(output_gradients),
        thought="One product of two vectors makes all entries at once: which one?",
    )


# %% hidden="output_gradients" points=2
def hidden_output_gradients() -> None:
    checks.true(
        "there is no loop",
        not checks.has_loop(output_gradients),
        thought="Is it done without a loop?",
    )
    names = checks.names_in(output_gradients)
    switches = {"requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"}
    by_hand = not (switches & names or {"inference_mode", "backward"} <= names)
    checks.true("made by hand", by_hand, thought="Does autograd stay off here?")
    generator = torch.Generator().manual_seed(353)
    for n_in, n_hidden, n_out, share in (
        (1, 1, 1, 1.0),
        (2, 3, 3, 1.0),
        (3, 5, 2, 1e-8),  # how far predictions are from the targets
        (2, 2, 4, 1e6),
        (2, 1, 3, 1.0),
        (2, 3, 2, 1e-20),
    ):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        if share < 1e-10:  # a small error is one of small numbers
            w2, b2 = share * parameters.w2, share * parameters.b2
            parameters = parameters._replace(w2=w2, b2=b2)
        x, error = (
            torch.randn(n, generator=generator, dtype=torch.float64)
            for n in (n_in, n_out)
        )
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        cache = forward(x, parameters)
        target = cache.prediction - share * error
        squared_loss(forward(x, leaves).prediction, target).backward()
        with checks.unchanged(cache=cache, target=target), torch.inference_mode():
            result = checks.attempt(output_gradients, cache, target)
        thought = "Two tensors: the gradient of w2, then that of b2?"
        pair = checks.instance("the result", result, tuple, thought=thought)
        checks.equal("how many gradients come back", len(pair), 2, thought=thought)
        for found, leaf in zip(pair, (leaves.w2, leaves.b2), strict=True):
            expected = checks.to_array(leaf.grad)
            thought = "Does it hold for several outputs: shape, sign, order and size?"
            gradient = checks.tensor("a gradient", found, thought=thought)
            tight = {"rtol": 1e-10, "atol": 1e-14 * min(1.0, share)}
            checks.close("a gradient", gradient, expected, thought=thought, **tight)
    parameters = random_parameters(2, 3, 2, generator)
    cache = forward(torch.ones(2, dtype=torch.float64), parameters)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(output_gradients, cache, torch.zeros(2)),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## The hidden layer: blame from every output
#
# A hidden unit speaks to *every* output, so its blame is a sum over paths, one for each output. And on the way back through the
# activation it is multiplied by the local slope:
#
# $$\frac{\partial L}{\partial h_j} = \sum_k W^{(2)}_{jk}\,\delta^{(2)}_k, \qquad
# \delta^{(1)}_j = \frac{\partial L}{\partial z_j} = \frac{\partial L}{\partial h_j}\; h_j\,(1 - h_j), \qquad
# \frac{\partial L}{\partial W^{(1)}_{ij}} = x_i\,\delta^{(1)}_j, \qquad \frac{\partial L}{\partial b^{(1)}_j} = \delta^{(1)}_j.$$
#
# The last two are the sentence from before: what goes in, times the blame of where it arrives.
#
# ## Exercise 3: gradients of the hidden layer, down to each weight
#
# *Medium, about 20 minutes.* Return the gradients of `w1` and `b1` for one example. For the worked example,
# $\partial L / \partial h = (0.9242, -0.5545)$ and $\delta^{(1)} = (0.9242 \cdot 0.1966,\; -0.5545 \cdot 0.25) = (0.1817, -0.1386)$, so
#
# $$\frac{\partial L}{\partial W^{(1)}}
# = \begin{pmatrix} 1 \cdot 0.1817 & 1 \cdot (-0.1386) \\ 2 \cdot 0.1817 & 2 \cdot (-0.1386) \end{pmatrix}
# = \begin{pmatrix} 0.1817 & -0.1386 \\ 0.3634 & -0.2773 \end{pmatrix}, \qquad
# \frac{\partial L}{\partial b^{(1)}} = (0.1817, -0.1386).$$
#
# <details><summary>Hint</summary>
#
# The sum over $k$ is a matrix product. `w2` has shape `[n_hidden, n_out]` and the blame of the outputs `[n_out]`: on which side, and
# which way round, does `w2` have to stand so that `[n_hidden]` comes out?
#
# </details>


# %% exercise="hidden_gradients" task=1 forbid="torch.autograd torch.func"
def hidden_gradients(cache: Cache, w2: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients of the hidden layer's weights and biases for one example.

    Args:
        cache: What the forward pass left.
        w2: Weights into the output, shape ``[n_hidden, n_out]``.
        target: Shape ``[n_out]``.

    Returns:
        The gradient of ``w1``, shape ``[n_in, n_hidden]``, and of ``b1``, shape
        ``[n_hidden]``.
    """
    # BEGIN SOLUTION
    delta_2 = cache.prediction - target  # [n_out]
    upstream = delta_2 @ w2.T  # [n_hidden]
    delta_1 = upstream * cache.h * (1.0 - cache.h)
    return torch.outer(cache.x, delta_1), delta_1
    # END SOLUTION


# %% test="hidden_gradients" points=1
def test_hidden_gradients() -> None:
    parameters, x, target = worked_example()
    h_0 = 1.0 / (1.0 + math.exp(-1.0))
    error = 2.0 * h_0 - 1.0
    blame = [error * 2.0 * h_0 * (1.0 - h_0), error * -1.2 * 0.25]
    two_outputs = Cache(
        x=torch.tensor([3.0], dtype=torch.float64),
        z=torch.tensor([0.0, math.log(3.0)], dtype=torch.float64),
        h=torch.tensor([0.5, 0.75], dtype=torch.float64),
        prediction=torch.tensor([1.0, -1.0], dtype=torch.float64),
    )
    for name, cache, w2, goal, by_w1, by_b1 in (
        (
            "worked example",
            forward(x, parameters),
            parameters.w2,
            target,
            [blame, [2.0 * blame[0], 2.0 * blame[1]]],
            blame,
        ),
        (
            "errors 1 and -2, w2 = [[1, 2], [3, -1]]",
            two_outputs,
            torch.tensor([[1.0, 2.0], [3.0, -1.0]], dtype=torch.float64),
            torch.tensor([0.0, 1.0], dtype=torch.float64),
            [[3.0 * -0.75, 3.0 * 0.9375]],
            [-3.0 * 0.25, 5.0 * 0.1875],
        ),
    ):
        with checks.unchanged(cache=cache, w2=w2, target=goal), torch.inference_mode():
            result = checks.attempt(hidden_gradients, cache, w2, goal)
        thought = "Return two tensors: the gradient of w1, then that of b1."
        pair = checks.instance("the result", result, tuple, thought=thought)
        checks.equal("how many gradients come back", len(pair), 2, thought=thought)
        what = f"the gradient of b1 ({name})"
        thought = "Blame from every output, through w2, then times the slope h (1 - h)."
        gradient = checks.tensor(what, pair[1], thought=thought)
        checks.close(what, gradient, by_b1, rtol=1e-9, atol=1e-12, thought=thought)
        what = f"the gradient of w1 ({name})"
        thought = "Rows belong to inputs, columns to hidden units."
        gradient = checks.tensor(what, pair[0], thought=thought)
        checks.close(what, gradient, by_w1, rtol=1e-9, atol=1e-12, thought=thought)


# %% hidden="hidden_gradients" points=2
def hidden_hidden_gradients() -> None:
    names = checks.names_in(hidden_gradients)
    switches = {"requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"}
    by_hand = not (switches & names or {"inference_mode", "backward"} <= names)
    checks.true("made by hand", by_hand, thought="Does autograd stay off here?")
    generator = torch.Generator().manual_seed(354)
    for n_in, n_hidden, n_out, share, spread in (
        (1, 1, 1, 1.0, 0.0),
        (3, 3, 3, 1.0, 0.0),
        (3, 5, 2, 1e-8, 0.0),  # how far predictions are from the targets
        (2, 2, 2, 1.0, 0.0),
        (4, 2, 5, 1e6, 0.0),
        (1, 4, 3, 1.0, 0.0),
        (5, 1, 2, 1.0, 0.0),
        (2, 15, 3, 1.0, 90.0),  # z from about -90 to 90
        (3, 4, 2, 1e-20, 0.0),
    ):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        places = spread * torch.linspace(-1.0, 1.0, n_hidden, dtype=torch.float64)
        parameters = parameters._replace(b1=parameters.b1 + places)
        if share < 1e-10:  # a small error is one of small numbers
            w2, b2 = share * parameters.w2, share * parameters.b2
            parameters = parameters._replace(w2=w2, b2=b2)
        w2 = parameters.w2.T.contiguous().T  # not contiguous
        x, error = (
            torch.randn(n, generator=generator, dtype=torch.float64)
            for n in (n_in, n_out)
        )
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        cache = forward(x, parameters)
        target = cache.prediction - share * error
        squared_loss(forward(x, leaves).prediction, target).backward()
        with (
            checks.unchanged(cache=cache, w2=w2, target=target),
            torch.inference_mode(),
        ):
            result = checks.attempt(hidden_gradients, cache, w2, target)
        thought = "Two tensors: the gradient of w1, then that of b1?"
        pair = checks.instance("the result", result, tuple, thought=thought)
        checks.equal("how many gradients come back", len(pair), 2, thought=thought)
        for found, leaf in zip(pair, (leaves.w1, leaves.b1), strict=True):
            expected = checks.to_array(leaf.grad)
            thought = "Does each unit collect blame from every output, by its weights?"
            gradient = checks.tensor("a gradient", found, thought=thought)
            tight = {"rtol": 1e-10, "atol": 1e-14 if share > 1e-10 else 0.0}
            checks.close("a gradient", gradient, expected, thought=thought, **tight)
    parameters = random_parameters(2, 3, 2, generator)
    cache = forward(torch.ones(2, dtype=torch.float64), parameters)
    given = cache, parameters.w2, torch.zeros(2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(hidden_gradients, *given),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## A batch
#
# Now put $B$ examples into the rows of $X$. The loss is the mean of the examples' losses, and so its gradient is the mean of their
# gradients:
#
# $$\frac{\partial L}{\partial W} = \frac1B \sum_{b} x_b^\top \delta_b.$$
#
# A sum of outer products over the rows is a matrix product, $\sum_b x_b^\top \delta_b = X^\top \Delta$, where row $b$ of $\Delta$ is
# $\delta_b$. This is why a GPU likes backpropagation: the backward pass is made of the same large products as the forward pass, two for
# each layer in place of one.


# %% tags=["demo"]
def show_sum_of_outer_products() -> None:
    """Compare the sum of outer products over a batch with one matrix product."""
    generator = torch.Generator().manual_seed(0)
    # Five examples; three inputs, and two units that they lead to.
    ins = torch.randn(5, 3, generator=generator, dtype=torch.float64)
    blame = torch.randn(5, 2, generator=generator, dtype=torch.float64)
    pairs = zip(ins, blame, strict=True)
    one_by_one = torch.stack([torch.outer(x, delta) for x, delta in pairs])
    total = one_by_one.sum(dim=0)
    at_once = ins.T @ blame
    print(f"one by one: {tuple(one_by_one.shape)}, their sum {tuple(total.shape)}")
    print(f"at once: {tuple(at_once.shape)}")
    assert torch.allclose(total, at_once, rtol=1e-12, atol=1e-12)


show_sum_of_outer_products()

# %% [markdown]
# Five outer products of shape `[3, 2]`, or one product of shape `[3, 2]`: the same numbers.
#
# ## Exercise 4: the whole backward pass for a batch
#
# *Medium, about 25 minutes.* Forward and backward, for a batch, all four gradients. Write it whole, without calling your functions of
# exercises 1 to 3, so that their points do not depend on each other; the given `forward` is yours to use. The loss is `squared_loss`: summed
# over outputs, **averaged over examples**. A batch whose rows are all the same example has that example's gradient; an example that comes
# twice counts twice.
#
# <details><summary>Hint</summary>
#
# Put the $\frac1B$ in once, at the very start of the walk: into $\Delta^{(2)} = (\hat Y - Y) / B$. Everything further upstream inherits
# it. What is the gradient of a bias, whose input is 1 in every example?
#
# </details>


# %% exercise="batch_gradients" task=1 forbid="torch.autograd torch.func"
def batch_gradients(
    inputs: Tensor, targets: Tensor, parameters: Parameters
) -> Parameters:
    """Return the gradient of the mean loss of a batch, by hand.

    Args:
        inputs: Shape ``[batch, n_in]``.
        targets: Shape ``[batch, n_out]``.
        parameters: Weights and biases of the two-layer network.

    Returns:
        The gradients of ``w1``, ``b1``, ``w2`` and ``b2``, each of the shape of its
        parameter.
    """
    # BEGIN SOLUTION
    h = torch.sigmoid(inputs @ parameters.w1 + parameters.b1)  # [batch, n_hidden]
    predictions = h @ parameters.w2 + parameters.b2  # [batch, n_out]
    delta_2 = (predictions - targets) / len(inputs)  # [batch, n_out]
    delta_1 = (delta_2 @ parameters.w2.T) * h * (1.0 - h)  # [batch, n_hidden]
    return Parameters(
        w1=inputs.T @ delta_1,
        b1=delta_1.sum(dim=0),
        w2=h.T @ delta_2,
        b2=delta_2.sum(dim=0),
    )
    # END SOLUTION


# %% test="batch_gradients" points=1
def test_batch_gradients() -> None:
    parameters, x, target = worked_example()
    h_0 = 1.0 / (1.0 + math.exp(-1.0))
    error = 2.0 * h_0 - 1.0
    blame = [error * 2.0 * h_0 * (1.0 - h_0), error * -1.2 * 0.25]
    expected = Parameters(
        w1=torch.tensor([blame, [2.0 * number for number in blame]], dtype=x.dtype),
        b1=torch.tensor(blame, dtype=x.dtype),
        w2=torch.tensor([[h_0 * error], [0.5 * error]], dtype=x.dtype),
        b2=torch.tensor([error], dtype=x.dtype),
    )
    zero = torch.zeros_like(x)
    faultless = forward(zero, parameters).prediction
    for name, inputs, targets, share in (
        ("three copies of one example", x.repeat(3, 1), target.repeat(3, 1), 1.0),
        (
            "one example, and one whose target is met: half of the first one's",
            torch.stack([x, zero]),
            torch.stack([target, faultless]),
            0.5,
        ),
    ):
        watched = {"inputs": inputs, "targets": targets, "parameters": parameters}
        with checks.unchanged(**watched), torch.inference_mode():
            result = checks.attempt(batch_gradients, inputs, targets, parameters)
        thought = "Return Parameters(w1=..., b1=..., w2=..., b2=...)."
        gradients = checks.instance("the result", result, Parameters, thought=thought)
        for part, thought in (
            ("b2", "The input of a bias is 1 in every example. A mean, not a sum?"),
            ("w2", "What goes in, times the blame, and the mean over the examples."),
            ("b1", "Is each example's blame passed through w2 and its own slopes?"),
            ("w1", "What goes in, times the blame, and the mean over the examples."),
        ):
            what = f"the gradient of {part} ({name})"
            gradient = checks.tensor(what, getattr(gradients, part), thought=thought)
            right = share * getattr(expected, part)
            checks.close(what, gradient, right, rtol=1e-9, atol=1e-12, thought=thought)
    # Two outputs, by hand: h is (0.5, 0.5), errors are (1, -2) and (3, 0).
    two = Parameters(
        w1=torch.zeros(1, 2, dtype=x.dtype),
        b1=torch.zeros(2, dtype=x.dtype),
        w2=torch.tensor([[1.0, 2.0], [3.0, -1.0]], dtype=x.dtype),
        b2=torch.zeros(2, dtype=x.dtype),
    )
    inputs = torch.tensor([[4.0], [-8.0]], dtype=x.dtype)
    targets = torch.tensor([[1.0, 2.5], [-1.0, 0.5]], dtype=x.dtype)
    with torch.inference_mode():
        result = checks.attempt(batch_gradients, inputs, targets, two)
    thought = "Return Parameters(w1=..., b1=..., w2=..., b2=...)."
    gradients = checks.instance("the result", result, Parameters, thought=thought)
    for part, right, thought in (
        ("b2", [2.0, -1.0], "The mean over the examples, output by output."),
        ("w2", [[1.0, -0.5], [1.0, -0.5]], "From unit (row) to output (column)."),
        ("b1", [0.0, 1.75], "Each output's blame goes back by its own weights."),
        ("w1", [[-4.5, -6.5]], "Each example's input, times its own blame."),
    ):
        what = f"the gradient of {part} (two outputs)"
        gradient = checks.tensor(what, getattr(gradients, part), thought=thought)
        checks.close(what, gradient, right, rtol=1e-9, atol=1e-12, thought=thought)
    earlier = {"chain_factors", "output_gradients", "hidden_gradients"}
    checks.equal(
        "earlier functions that your cell calls",
        sorted(earlier & checks.names_in(batch_gradients)),
        [],
        thought="Write the pass whole, from the inputs to all four gradients.",
    )


# %% hidden="batch_gradients" points=2
def hidden_batch_gradients() -> None:
    names = checks.names_in(batch_gradients)
    switches = {"requires_grad", "requires_grad_", "enable_grad", "set_grad_enabled"}
    by_hand = not (switches & names or {"inference_mode", "backward"} <= names)
    checks.true("made by hand", by_hand, thought="Does autograd stay off here?")
    thought = "Is the pass written whole, without the functions of exercises 1 to 3?"
    earlier = {"chain_factors", "output_gradients", "hidden_gradients"}
    checks.true("written whole", not names & earlier, thought=thought)
    generator = torch.Generator().manual_seed(355)
    for batch, n_in, n_hidden, n_out, share, spread in (
        (1, 1, 1, 1, 1.0, 0.0),
        (1, 3, 4, 2, 1.0, 0.0),
        (7, 3, 5, 2, 1e-6, 0.0),  # how far predictions are from the targets
        (4, 4, 4, 4, 1e6, 0.0),
        (300, 2, 3, 1, 1.0, 0.0),
        (2, 5, 1, 3, 1.0, 0.0),
        (5, 2, 4, 3, 1.0, 0.0),
        (6, 2, 15, 2, 1.0, 80.0),  # z from about -90 to 90
        (5, 3, 2, 2, 1e-20, 0.0),
    ):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        places = spread * torch.linspace(-1.0, 1.0, n_hidden, dtype=torch.float64)
        parameters = parameters._replace(b1=parameters.b1 + places)
        if share < 1e-10:  # a small error is one of small numbers
            w2, b2 = share * parameters.w2, share * parameters.b2
            parameters = parameters._replace(w2=w2, b2=b2)
        rows = [*range(batch - 1), 0]  # from three rows on, one stands there twice
        inputs, errors = (
            torch.randn(n, batch, generator=generator, dtype=torch.float64)[:, rows].T
            for n in (n_in, n_out)  # not contiguous
        )
        inputs, errors = 3.0 * inputs, 3.0 * errors
        targets = forward(inputs, parameters).prediction - share * errors
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        squared_loss(forward(inputs, leaves).prediction, targets).backward()
        watched = {"inputs": inputs, "targets": targets, "parameters": parameters}
        with checks.unchanged(**watched), torch.inference_mode():
            result = checks.attempt(batch_gradients, inputs, targets, parameters)
        thought = "Is it a Parameters?"
        gradients = checks.instance("the result", result, Parameters, thought=thought)
        for found, leaf in zip(gradients, leaves, strict=True):
            expected = checks.to_array(leaf.grad)
            thought = "Mean over examples, sum over outputs: in every one of the four?"
            gradient = checks.tensor("a gradient", found, thought=thought)
            # A prediction has sixteen digits, a small error what is left of them.
            tight = {"rtol": 1e-7 if share < 1.0 else 1e-9}
            tight |= {"atol": 1e-14 if share > 1e-10 else 0.0}
            checks.close("a gradient", gradient, expected, thought=thought, **tight)
    parameters = random_parameters(2, 3, 2, generator)
    ones = torch.ones(4, 2, dtype=torch.float64)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(batch_gradients, ones, 2 * ones, parameters),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## Equal to `.backward()`
#
# Autograd does the same walk: each operation of the forward pass leaves a node that knows its local derivative, and `loss.backward()`
# visits the nodes from the loss to the leaves. So your gradients should not be *similar* to autograd's. They should be *equal*, up to
# the rounding of the last digits of float64, about $10^{-16}$ of each number.
#
# "Looks about right" is how wrong gradients survive. A comparison that deserves trust is strict about four things:
#
# - It is *relative*, parameter by parameter: where gradients are of size $10^{-6}$, an error of $10^{-7}$ is not small.
# - It refuses shapes that differ. `[3]` and `[3, 1]` broadcast to `[3, 3]` without a word, and the comparison means nothing.
# - A `nan` never looks like agreement. In Python `max(0.0, float("nan"))` is `0.0`!
# - It leaves no trace: afterwards the parameters are as they were, and a second call gives the same answer. (Gradients accumulate, as
#   Part 2.2 showed.)
#
# ## Exercise 5: a comparison that deserves trust
#
# *Medium, about 25 minutes.* `loss` is a function that takes `Parameters` and returns a scalar tensor. Let autograd compute the
# gradient $g$ of each of the four parameters, compare it with your $a$ from `by_hand`, and return the worst of the four
#
# $$\frac{\max |a - g|}{\max\bigl(\max |a|,\; \max |g|\bigr)},$$
#
# counting a parameter for which $a$ and $g$ are both zero everywhere as 0. Raise a ValueError when a shape differs; return `math.inf`
# when any number on either side is not finite, in any of the four. (Where both happen at once, either will do.) With $a = (2, 4)$ and
# $g = (2, 5)$ the disagreement is $1 / 5 = 0.2$.
#
# <details><summary>Hint</summary>
#
# Work on copies: `parameter.detach().clone().requires_grad_()` makes a fresh leaf. Collect the four leaves in a `Parameters`, call
# `loss` on it, then `.backward()`. Look for shapes and non-finite numbers first; after that `max` is safe.
#
# </details>


# %% exercise="disagreement" task=2
def disagreement(
    by_hand: Parameters, loss: Callable[[Parameters], Tensor], parameters: Parameters
) -> float:
    """Compare gradients made by hand with autograd's.

    Args:
        by_hand: A gradient for each parameter.
        loss: Computes the scalar loss from parameters, each of which takes part in it.
        parameters: Where the gradient is taken. They stay as they are.

    Returns:
        The largest of the four relative differences; ``math.inf`` where a number is not
        finite.

    Raises:
        ValueError: A gradient has another shape than its parameter.
    """
    # BEGIN SOLUTION
    leaves = Parameters(*(p.detach().clone().requires_grad_() for p in parameters))
    loss(leaves).backward()
    worst = 0.0
    for name, ours, leaf in zip(Parameters._fields, by_hand, leaves, strict=True):
        theirs = leaf.grad
        assert theirs is not None  # every parameter takes part
        if ours.shape != theirs.shape:
            came, expected = tuple(ours.shape), tuple(theirs.shape)
            raise ValueError(f"the gradient of {name} has shape {came}, not {expected}")
        if not (ours.isfinite().all() and theirs.isfinite().all()):
            return math.inf
        scale = max(ours.abs().max().item(), theirs.abs().max().item())
        if scale > 0.0:
            worst = max(worst, (ours - theirs).abs().max().item() / scale)
    return worst
    # END SOLUTION


# %% test="disagreement" points=1
def test_disagreement() -> None:
    def half_square(at: Parameters) -> Tensor:
        """Half the sum of all squares: its gradient is the parameters themselves."""
        squares = [at.w1.square().sum(), at.b1.square().sum()]
        squares += [at.w2.square().sum(), at.b2.square().sum()]
        return 0.5 * torch.stack(squares).sum()

    w1, b1 = torch.tensor([[2.0, 5.0]]), torch.tensor([1.0, 3.0])
    point = Parameters(w1, b1, torch.tensor([[3.0]]), torch.tensor([1e-3]))
    four_for_five = point._replace(w1=torch.tensor([[2.0, 4.0]]))
    two_wrong = four_for_five._replace(b2=torch.tensor([2e-3]))
    for what, by_hand, expected, thought in (
        ("equal gradients", point, 0.0, "Each gradient is the parameter itself here."),
        (
            "(2, 4) and (2, 5)",
            four_for_five,
            0.2,
            "The largest difference, over the largest number on either side.",
        ),
        (
            "0.002 and 0.001 in b2, and the 0.2 in w1",
            two_wrong,
            0.5,
            "Each parameter by its own scale, and of the four the worst.",
        ),
        (
            "nan and 3 in w2",
            point._replace(w2=torch.tensor([[math.nan]])),
            math.inf,
            "A nan never looks like agreement.",
        ),
    ):
        with checks.unchanged(by_hand=by_hand, parameters=point):
            value = checks.attempt(disagreement, by_hand, half_square, point)
        what = f"the disagreement of {what}"
        plain = "A plain number: `.item()` makes one of a tensor."
        checks.number(what, value, thought=plain)
        checks.close(what, value, expected, thought=thought)
    column = point._replace(b1=torch.tensor([[1.0], [3.0]]))
    checks.raises(
        ValueError,
        lambda: disagreement(column, half_square, point),
        thought="Shapes [2] and [2, 1] broadcast to [2, 2] without a word.",
    )


# %% hidden="disagreement" points=2
def hidden_disagreement() -> None:
    def loss(at: Parameters) -> Tensor:
        """A loss whose gradient is known: a factor times each parameter."""
        first = 0.5 * at.w1.square().sum() - at.b1.square().sum()
        return first + 0.25 * at.w2.square().sum() + 1.5 * at.b2.square().sum()

    def gradient_at(at: Parameters) -> Parameters:
        return Parameters(at.w1, -2.0 * at.b1, 0.5 * at.w2, 3.0 * at.b2)

    def shifted(gradient: Tensor, place: int, change: float) -> Tensor:
        """The gradient with one entry moved by a share of its largest one."""
        moved = gradient.clone()
        moved.view(-1)[place] += change * gradient.abs().max()
        return moved

    def size(a: Tensor, g: Tensor) -> float:
        """The relative difference, in NumPy."""
        ours, theirs = np.abs(a.numpy()), np.abs(g.numpy())
        return float(
            np.abs(a.numpy() - g.numpy()).max() / max(ours.max(), theirs.max())
        )

    def compare(a: Parameters, at: Parameters, expected: float, thought: str) -> None:
        with checks.unchanged(by_hand=a, parameters=at):
            value = checks.attempt(disagreement, a, loss, at)
        checks.number("the disagreement", value, thought="Is it a plain number?")
        tight = {"rtol": 1e-6, "atol": 1e-14}
        checks.close("the disagreement", value, expected, thought=thought, **tight)

    generator = torch.Generator().manual_seed(356)
    fields = Parameters._fields
    point = random_parameters(3, 4, 2, generator)
    exact = gradient_at(point)
    compare(exact, point, 0.0, "Equal gradients have a disagreement of 0.")
    zeros = Parameters(*(torch.zeros_like(tensor) for tensor in point))
    compare(zeros, zeros, 0.0, "What if every gradient is zero?")
    opposite = Parameters(*(-tensor for tensor in exact))
    compare(opposite, point, 2.0, "What if the sign is wrong?")
    for number, name in enumerate(fields):
        g = getattr(exact, name)
        largest = int(g.abs().argmax())
        for place, change in ((0, 0.3), (g.numel() - 1, -0.7), (largest, 1e-9)):
            a = shifted(g, place, change)
            one = exact._replace(**{name: a})
            compare(one, point, size(a, g), "Is each compared by its own scale?")
        # All four are wrong, and this one the most.
        shares = [0.1, 0.15, 0.2, 0.25]
        shares[number] = 0.6
        several = Parameters(
            *(g * (1.0 - share) for g, share in zip(exact, shares, strict=True))
        )
        compare(several, point, 0.6, "Of several that are wrong, is it the worst?")
        none = exact._replace(**{name: torch.zeros_like(g)})
        compare(none, point, 1.0, "What if one side is zero?")
        nowhere = point._replace(**{name: torch.zeros_like(g)})
        compare(exact, nowhere, 1.0, "What if the other side is zero?")
        compare(gradient_at(nowhere), nowhere, 0.0, "What is 0 / 0 to be here?")
        # A parameter of zeros says nothing about the other three.
        for other in fields[:number] + fields[number + 1 :]:
            thought = "Where one parameter counts as 0, are the others compared?"
            right = gradient_at(nowhere)
            shrunk = right._replace(**{other: 0.7 * getattr(right, other)})
            compare(shrunk, nowhere, 0.3, thought)
            ill = torch.full_like(getattr(right, other), math.nan)
            compare(right._replace(**{other: ill}), nowhere, math.inf, thought)
            twice = torch.cat([getattr(right, other)] * 2)
            misshapen = right._replace(**{other: twice})
            checks.raises(
                ValueError,
                lambda a=misshapen, at=nowhere: disagreement(a, loss, at),
                thought="Can a wrong shape hide, in any of the four?",
            )
        for scale in (1e-150, 1e150):
            far = point._replace(**{name: scale * getattr(point, name)})
            right = gradient_at(far)
            half = right._replace(**{name: 0.5 * getattr(right, name)})
            compare(half, far, 0.5, "Relative means relative, for every size.")
        for poison in (math.nan, math.inf, -math.inf):
            thought = "Can a number that is not finite hide, on either side?"
            ill = g.clone()
            ill.view(-1)[-1] = poison
            compare(exact._replace(**{name: ill}), point, math.inf, thought)
            there = getattr(point, name).clone()
            there.view(-1)[-1] = poison
            at = point._replace(**{name: there})
            compare(exact, at, math.inf, thought)
            compare(gradient_at(at), at, math.inf, thought)
        longer = torch.cat([g, g])
        for shape in (
            g.unsqueeze(-1),
            g.unsqueeze(0),
            g.flatten()[:1],
            longer,
            g.sum(),
        ):
            if shape.shape != g.shape:
                wrong = exact._replace(**{name: shape})
                checks.raises(
                    ValueError,
                    lambda wrong=wrong: disagreement(wrong, loss, point),
                    thought="Can a wrong shape hide, in any of the four?",
                )
    flat = random_parameters(3, 4, 1, generator)
    turned = gradient_at(flat)._replace(w2=gradient_at(flat).w2.T)
    checks.raises(
        ValueError,
        lambda: disagreement(turned, loss, flat),
        thought="Is a transposed gradient refused?",
    )
    trained = Parameters(*(tensor.clone().requires_grad_() for tensor in point))
    loss(trained).backward()
    thought = "Parameters in training have requires_grad, and gradients of their own."
    compare(exact, trained, 0.0, thought)
    compare(exact, trained, 0.0, "Does a second call give the same answer?")
    compare(exact._replace(w1=0.5 * exact.w1), trained, 0.5, thought)


# %% [markdown]
# And now the proof of the whole first half: the nine numbers from the pencil against autograd, then your batch gradients against
# autograd on twenty random networks.


# %% tags=["demo"]
def check_the_pencil() -> float:
    """Compare the pencil's nine gradients with autograd's: the largest relative error.

    Autograd gets the network as PyTorch builds it.
    """
    parameters, x, target = worked_example()
    first, last = nn.Linear(2, 2), nn.Linear(2, 1)
    network = nn.Sequential(first, nn.Sigmoid(), last).double()
    w1, b1, w2, b2 = parameters
    leaves = Parameters(first.weight, first.bias, last.weight, last.bias)
    with torch.no_grad():
        for leaf, numbers in zip(leaves, (w1.T, b1, w2.T, b2), strict=True):
            leaf.copy_(numbers)  # nn.Linear wants the transpose: [to, from]
    squared_loss(network(x), target).backward()
    worst = 0.0
    for name, leaf in zip(Parameters._fields, leaves, strict=True):
        assert leaf.grad is not None
        gradient = leaf.grad.T if name in ("w1", "w2") else leaf.grad
        for place in np.ndindex(*gradient.shape):
            by_pencil = pencil_gradients[f"{name}[{','.join(map(str, place))}]"]
            error = abs(gradient[place].item() - by_pencil)
            worst = max(worst, error / abs(by_pencil))
    return worst


def check_batches(n_networks: int) -> float:
    """The worst `disagreement` of `batch_gradients`, on random networks and batches."""
    generator = torch.Generator().manual_seed(35)
    worst = 0.0
    for n_hidden in range(1, n_networks + 1):
        point = random_parameters(4, n_hidden, 2, generator)
        x = torch.randn(16, 4, generator=generator, dtype=torch.float64)
        y = torch.randn(16, 2, generator=generator, dtype=torch.float64)

        def loss(at: Parameters, x: Tensor = x, y: Tensor = y) -> Tensor:
            return squared_loss(forward(x, at).prediction, y)

        worst = max(worst, disagreement(batch_gradients(x, y, point), loss, point))
    return worst


with checks.demonstration():
    pencil_error, batch_error = check_the_pencil(), check_batches(20)
    print("largest relative difference from .backward()")
    print(f"  the pencil:      {pencil_error:.1e}")
    print(f"  batch_gradients: {batch_error:.1e}")
    assert pencil_error < 1e-12
    assert batch_error < 1e-12

# %% [markdown]
# Both differences are below $10^{-12}$ (the cell asserts it): what is left is rounding. There is no magic in `.backward()` that you
# have not done yourself.
#
# ## Why an RL person cares: a bootstrapped target is a constant
#
# Where does a target $y$ come from in reinforcement learning? Often from the network itself: $y = r + \gamma\,\hat v(s')$, one real
# reward and then our own guess of the next state's value. The formulas above used $\partial L / \partial \hat y = \hat y - y$, which
# treats $y$ as a *constant*. But autograd sees that $y$ was computed from the same weights, and unless you say `detach()`, gradients
# flow into the target too. The update then not only moves the guess towards the target; it also moves the target towards the guess.
#
# Let the worked example be such a moment. The state has features $(1, 2)$, the next state $(0, 1)$, $\gamma = 0.9$, and the reward is
# just what makes $y = 0.5$.


# %% tags=["demo"]
def td_gradients(*, detach: bool) -> Parameters:
    """Gradients of half the squared TD error of the worked example.

    Args:
        detach: Whether the target is a constant, or a function of the weights.
    """
    parameters, x, _ = worked_example()
    leaves = Parameters(*(parameter.requires_grad_() for parameter in parameters))
    next_x = torch.tensor([0.0, 1.0], dtype=torch.float64)
    next_value = forward(next_x, leaves).prediction
    reward = 0.5 - 0.9 * next_value.detach()
    target = reward + 0.9 * (next_value.detach() if detach else next_value)
    loss = squared_loss(forward(x, leaves).prediction, target)
    return Parameters(*torch.autograd.grad(loss, leaves))


constant_target, moving_target = td_gradients(detach=True), td_gradients(detach=False)
print("gradient of     w1[1, 0]       b2")
print(f"detached:     {constant_target.w1[1, 0]:10.4f} {constant_target.b2[0]:8.4f}")
print(f"not detached: {moving_target.w1[1, 0]:10.4f} {moving_target.b2[0]:8.4f}")
assert all(
    abs(constant_target.w1[i, j].item() - pencil_gradients[f"w1[{i},{j}]"]) < 1e-12
    for i, j in np.ndindex(2, 2)
)
assert abs(moving_target.b2.item() - (1.0 - 0.9) * constant_target.b2.item()) < 1e-12

# %% [markdown]
# With `detach` we get the gradients of the pencil, number for number. Without it the bias of the output keeps a mere tenth of its
# gradient ($1 - \gamma$), since raising it raises guess and target alike. The version with the constant target is called a
# *semi-gradient* (Sutton and Barto, section 9.3): it is what TD learning, Q-learning and DQN use, and from Module 5 on you will write
# that `detach()` in your sleep.
#
# ## Deep networks: how the blame fades
#
# Nothing changes with more layers: the blame of layer $l$ comes from layer $l + 1$, through its weights and its own slopes,
#
# $$\delta^{(l)} = \bigl(\delta^{(l+1)}\, W^{(l+1)\top}\bigr) \odot \sigma'\bigl(z^{(l)}\bigr),$$
#
# with $\odot$ for the product entry by entry. But look at what is multiplied. Walking back through eight hidden layers multiplies the
# blame by eight slopes of the sigmoid, and that slope is never above $\frac14$:
#
# $$\sigma'(z) = h\,(1 - h) = \tfrac14 - \bigl(h - \tfrac12\bigr)^2 \le \tfrac14, \qquad \text{with equality only at } z = 0.$$
#
# Below are the pieces that the rest of the notebook uses: a deep sigmoid network with PyTorch's default weights, a small regression
# problem (think of a value function over a few features of a state), and a plain training loop.

# %%
SIZES: tuple[int, ...] = (2, 32, 32, 32, 32, 32, 32, 32, 32, 1)
"""Two inputs, eight hidden layers of 32 units, one output."""


def sigmoid_network(sizes: Sequence[int]) -> nn.Sequential:
    """Build a network with a sigmoid after each linear layer but the last.

    The initial weights are PyTorch's defaults.

    Args:
        sizes: Number of units from input to output, such as ``(2, 32, 32, 1)``.
    """
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        layers += [nn.Linear(n_from, n_to), nn.Sigmoid()]
    return nn.Sequential(*layers[:-1])


def seeded(
    build: Callable[[Sequence[int]], nn.Sequential], sizes: Sequence[int], seed: int
) -> nn.Sequential:
    """Build a network on the device; its initial weights depend on the seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build(sizes)
    return network.to(device)


def value_data(
    n_inputs: int, n_outputs: int, n_examples: int = 128
) -> tuple[Tensor, Tensor]:
    """Draw a smooth regression problem, on the device: waves over inputs from -1 to 1.

    Returns:
        Inputs, shape ``[n_examples, n_inputs]``, and targets, shape ``[n_examples,
        n_outputs]``, both float32.
    """
    generator = torch.Generator().manual_seed(0)
    x = 2.0 * torch.rand(n_examples, n_inputs, generator=generator) - 1.0
    waves = [
        torch.sin(math.pi * x[:, k % n_inputs])
        * torch.cos(math.pi * x[:, (k + 1) % n_inputs])
        for k in range(n_outputs)
    ]
    return x.to(device), torch.stack(waves, dim=1).to(device)


def train(
    network: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    optimiser: torch.optim.Optimizer | None = None,
    *,
    n_steps: int = 300,
) -> list[float]:
    """Train on the whole batch at each step, and return the loss before each step.

    Args:
        network: Trained in place.
        inputs: Shape ``[batch, n_inputs]``.
        targets: Shape ``[batch, n_outputs]``.
        optimiser: By default gradient descent with learning rate 0.02, momentum 0.9.
        n_steps: Number of updates.
    """
    if optimiser is None:
        optimiser = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    losses: list[Tensor] = []
    for _ in range(n_steps):
        loss = squared_loss(network(inputs), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()


def guessing_loss(targets: Tensor) -> float:
    """Loss of always predicting the mean target."""
    return squared_loss(targets.mean(dim=0, keepdim=True), targets).item()


# %% tags=["demo"]
inputs, targets = value_data(2, 1)
loss_of_guessing = guessing_loss(targets)
sick_losses = np.array(
    [train(seeded(sigmoid_network, SIZES, seed), inputs, targets) for seed in range(3)]
)
print(f"loss of always predicting the mean target: {loss_of_guessing:.4f}")
print(f"loss after 300 steps, three seeds: {np.round(sick_losses[:, -1], 4)}")
assert np.all(sick_losses[:, -1] > 0.95 * loss_of_guessing)

# %% [markdown]
# Three hundred steps, and the network is no better than a constant. It is not that it learns badly: it has not started. Let us look
# inside: how large is the gradient in each layer?
#
# We take the root mean square over the entries of each layer's weights, $\operatorname{rms}(g) = \sqrt{\text{mean of } g^2}$. It is the
# norm divided by $\sqrt{\text{number of weights}}$: the size of a typical entry, so that layers of different shapes can be compared. The
# gradient $\begin{pmatrix} 3 & 4 \\ 0 & 0 \end{pmatrix}$, say, has the root mean square $\sqrt{25 / 4} = 2.5$. The function below asks
# autograd for the gradients directly, so that it neither reads nor writes anybody's `.grad`.


# %%
def gradient_rms_by_layer(
    network: nn.Module, inputs: Tensor, targets: Tensor
) -> list[float]:
    """Return the size of the gradient of `squared_loss` in each linear layer.

    Args:
        network: Any network with ``nn.Linear`` layers, each of which takes part in the
            prediction.
        inputs: Shape ``[batch, n_inputs]``.
        targets: Shape ``[batch, n_outputs]``.

    Returns:
        The root mean square of the gradient of each layer's weights, first layer first.
    """
    layers = [module for module in network.modules() if isinstance(module, nn.Linear)]
    loss = squared_loss(network(inputs), targets)
    gradients = torch.autograd.grad(loss, [layer.weight for layer in layers])
    return [gradient.square().mean().sqrt().item() for gradient in gradients]


# %% tags=["demo"]
sick_sizes = np.array(
    [
        gradient_rms_by_layer(seeded(sigmoid_network, SIZES, seed), inputs, targets)
        for seed in range(10)
    ]
)
first_to_last = sick_sizes[:, 0] / sick_sizes[:, -1]
print("size of the gradient, first layer / last layer, for ten seeds:")
print(" ".join(f"{ratio:.0e}" for ratio in first_to_last))
assert np.all(first_to_last < 1e-6)

# %% [markdown]
# The gradient of the first layer is, for every one of the ten seeds, more than a million times smaller than that of the last. What
# happens in between is best seen in a picture.
#
# ## Exercise 6: draw the gradient flow
#
# *Easy, about 15 minutes.* Given the sizes by layer of one or several networks, draw one line for each network: layers along x, from
# input to output, sizes along y on a **logarithmic** scale, both axes labelled, each line in a colour of its own (for up to seven networks),
# and a legend with the networks' names. Return the figure, a new one at each call. Networks may differ in depth (each has two layers or
# more): all lines start at the same place, layer 1 (or 0, if you count like Python), and all of each line must be in view. (Mind the
# word: here `sizes` are sizes of gradients; of a network they are numbers of units.)
#
# The mapping `{"shallow": [0.1, 0.2], "deep": [1e-6, 1e-4, 1e-2]}` gives two lines, of two and of three points.
#
# <details><summary>Hint</summary>
#
# `figure, axes = plt.subplots()`, then a loop over `sizes.items()`. Why logarithmic? Try it without.
#
# </details>


# %% exercise="gradient_flow_figure" task=3
def gradient_flow_figure(sizes: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the size of the gradient by layer, one line for each network.

    Args:
        sizes: For each network, by its name, the sizes from the first layer to the
            last.

    Returns:
        A figure with one axes, y on a logarithmic scale, labelled, with a legend.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    for name, by_layer in sizes.items():
        axes.plot(range(1, len(by_layer) + 1), by_layer, marker="o", label=name)
    axes.set(xlabel="layer, from input to output", ylabel="rms of the gradient")
    axes.set_yscale("log")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="gradient_flow_figure" points=1
def test_gradient_flow_figure() -> None:
    example = {"shallow": [0.1, 0.2], "deep": [1e-6, 1e-4, 1e-2]}
    thought = "Return the figure, with one axes for all networks."
    figure = checks.figure_of(gradient_flow_figure, example, n_axes=1, thought=thought)
    axes = checks.panels_of(figure)[0]
    thought = "Sizes that differ by factors of thousands need a logarithmic axis."
    checks.equal("the scale of y", axes.get_yscale(), "log", thought=thought)
    lines = [curve for curve in checks.curves(axes) if curve.look.line]
    thought = "One line for each network."
    checks.equal("the number of lines", len(lines), 2, thought=thought)
    thought = "axes.legend() shows the labels that the lines were given."
    legend = axes.get_legend() is not None or bool(figure.legends)
    checks.true("there is a legend", legend, thought=thought)
    first = min(line.x.min() for line in lines)
    thought = "Layers count from 1, or from 0 as in Python."
    checks.true(
        f"the first layer, at x = {first:g}", first in (0.0, 1.0), thought=thought
    )
    for name, sizes in example.items():
        what, x = f"the line of {name!r}", first + np.arange(len(sizes))
        thought = "Sizes along y, the first layer on the left; the legend has its name."
        checks.curve(what, axes, x, sizes, name=name, thought=thought)


# %% hidden="gradient_flow_figure" points=2
def hidden_gradient_flow_figure() -> None:
    for example in (
        {
            "third": [7.0, 1e3],
            "sigmoid": [3e-9, 2e-7, 4e-5, 1e-2],
            "other": [0.5, 0.2, 0.1, 0.4],
            "ReLU": [2e-3, 5e-3, 1e-3, 3e-3, 0.7],
        },
        {"alone": [2.0, 3.0, 1e-4]},
        {
            "shallow": (0.3, 0.4),
            "very deep": [10.0 ** (k / 8 - 12) for k in range(130)],
            "tanh": [2e-2, 3e-2, 1e-2, 5e-2],
            "SELU, 2": np.array([4e-2, 2e-2, 6e-2]),
            "swish": [1e-5, 2e-4, 3e-3, 4e-2, 0.1],
            "linear": [0.9, 0.8, 0.7, 0.6],
            "ReLU": [5e-3, 4e-3, 6e-3, 2e-3, 0.5, 0.6],
        },
    ):
        thought = "A new figure with one axes, both of its axes labelled?"
        with checks.unchanged(sizes=example):
            figure = checks.figure_of(
                gradient_flow_figure, example, n_axes=1, thought=thought
            )
        axes = checks.panels_of(figure)[0]
        thought = "Is y logarithmic, and x, where layers are counted, not?"
        scales = (axes.get_yscale(), axes.get_xscale())
        checks.equal(
            "the scales of y and x", scales, ("log", "linear"), thought=thought
        )
        thought = "Is the input on the left?"
        checks.true("x grows to the right", not axes.xaxis_inverted(), thought=thought)
        checks.labels(
            axes,
            x=("layer", "depth"),
            y=("gradient", "size", "rms", "square", "norm", "magnitude"),
            not_x=("step", "update", "epoch", "iteration", "unit"),
            not_y=("loss", "weight"),
            thought="Layers along x, sizes along y: do the labels say so?",
        )
        thought = "Does a legend name each network?"
        legend = axes.get_legend() is not None or bool(figure.legends)
        checks.true("there is a legend", legend, thought=thought)
        lines = [curve for curve in checks.curves(axes) if curve.look.line]
        thought = "One line for each network, and no other?"
        checks.equal("the number of lines", len(lines), len(example), thought=thought)
        looks = {}
        first = min(line.x.min() for line in lines)
        thought = "Where does the first layer stand?"
        checks.true("layers from 1, or from 0", first in (0.0, 1.0), thought=thought)
        for name, sizes in example.items():
            x = first + np.arange(len(sizes))
            thought = "Is each a line from the input on, named by its own network?"
            line = checks.curve("a line", axes, x, sizes, name=name, thought=thought)
            thought = "Can all of it be seen?"
            checks.in_view("a line", axes, x=x, y=sizes, thought=thought)
            looks[name] = [line.look]
        thought = "Has each network a colour of its own?"
        checks.told_apart("the networks", looks, thought=thought)


# %% [markdown]
# Now the patient. The figure shows the first of the ten seeds.

# %% tags=["demo"] alt="Size of the gradient against the layer, 1 to 9, on a logarithmic scale: a nearly straight line that rises from below a billionth in the first layer to about a tenth in the last."
with checks.demonstration():
    gradient_flow_figure({"sigmoid, 8 hidden layers": sick_sizes[0].tolist()})
    plt.show()

# %% [markdown]
# On the logarithmic scale the line is nearly straight: the blame fades by about **the same factor in each layer**. (The two ends are
# steeper, for reasons of their own: the last hidden layer leads to a single output, and the first layer's inputs lie around zero, so
# that their products with the blame cancel over the batch.) Where does the factor come from?
#
# ## Diagnosis: a factor per layer
#
# Take the recursion for $\delta^{(l)}$ apart. One entry of $\delta^{(l+1)} W^{(l+1)\top}$ is a sum of $n_{l+1}$ terms,
# $\sum_j \delta^{(l+1)}_j W^{(l+1)}_{ij}$. In a fresh network the weights are independent draws with mean zero; treat the blame as
# independent of them. Then the expectation of each mixed product $W_{ij} W_{ik}$ is zero, and of the square of the sum only squares are
# left:
#
# $$\mathbb E\Bigl[\Bigl(\sum_j \delta_j W_{ij}\Bigr)^2\Bigr] = \sum_j \delta_j^2\; \mathbb E[W_{ij}^2]
# \;\approx\; n_{l+1} \cdot \operatorname{rms}(\delta^{(l+1)})^2 \cdot \operatorname{rms}(W^{(l+1)})^2.$$
#
# Then comes the slope; treat it as independent, too. Together:
#
# $$\frac{\operatorname{rms}(\delta^{(l)})}{\operatorname{rms}(\delta^{(l+1)})} \;\approx\;
# \underbrace{\sqrt{n_{l+1}} \cdot \operatorname{rms}\bigl(W^{(l+1)}\bigr)}_{\text{the weights' scale}} \;\cdot\;
# \underbrace{\operatorname{rms}\bigl(\sigma'(z^{(l)})\bigr)}_{\text{at most } 1/4}.$$
#
# PyTorch draws the weights of `nn.Linear` uniformly from $\pm 1/\sqrt n$, with $n$ inputs. Their root mean square is $1/\sqrt{3n}$, so
# between layers of equal width the weights' scale is $1/\sqrt 3 = 0.577$. Times a quarter: each layer passes on about $0.14$ of the blame.
# Two causes, then, and they multiply: **slopes of at most a quarter, and weights that are too small to make up for it.**
#
# ## Exercise 7: predict the factor before the gradient is computed
#
# *Medium, about 25 minutes.* The right-hand side needs a forward pass only. Walk through a sigmoid network (`nn.Linear`, `nn.Sigmoid`,
# ..., `nn.Linear`), and for each hidden layer $l$, first to last, return the predicted factor between the blame of layer $l + 1$ and
# its own. A network with three hidden layers has three factors, one without a hidden layer has none. Every example counts, of a large
# batch too.
#
# A small example: inputs of zero, widths 1, 2, 4, 1, all weights $0.5$, all biases 0. At hidden layer 1, $z = 0$ and the slope is
# $0.25$; the next layer has $4$ units. The factor is $\sqrt 4 \cdot 0.5 \cdot 0.25 = 0.25$.
#
# <details><summary>Hint</summary>
#
# Carry the activations along: `h = torch.sigmoid(layer(h))`. At each hidden layer you need its own slopes $h (1 - h)$ and the *next*
# linear layer. Mind the convention: `layer.weight` has shape `[to, from]`, and $n_{l+1}$ counts where it leads *to*:
# `layer.out_features`.
#
# </details>


# %% exercise="predicted_factors" task=4
def predicted_factors(network: nn.Sequential, inputs: Tensor) -> list[float]:
    """Predict by which factor the blame changes at each hidden layer on its way back.

    Args:
        network: ``nn.Linear`` and ``nn.Sigmoid`` in turn, a linear layer first and
            last.
        inputs: Shape ``[batch, n_inputs]``.

    Returns:
        For each hidden layer, first to last: the root of the next layer's width, times
        the root mean square of the weights to it, times the root mean square of this
        layer's slopes over units and examples.
    """
    # BEGIN SOLUTION
    layers = [module for module in network if isinstance(module, nn.Linear)]
    h = inputs
    factors: list[float] = []
    for layer, following in itertools.pairwise(layers):
        h = torch.sigmoid(layer(h))  # [batch, layer.out_features]
        slope = (h * (1.0 - h)).square().mean().sqrt().item()
        scale = following.weight.square().mean().sqrt().item()
        factors.append(math.sqrt(following.out_features) * scale * slope)
    return factors
    # END SOLUTION


# %% test="predicted_factors" points=1
def test_predicted_factors() -> None:
    half = 1.0 / (1.0 + math.exp(-0.5))
    both_slopes = math.sqrt((0.25**2 + 0.1875**2) / 2)
    for widths, weight, x, expected, thought in (
        (
            (1, 2, 4, 1),
            0.5,
            [[0.0], [0.0], [0.0]],
            [0.25, 0.5 * half * (1.0 - half)],
            "Slopes of this layer; width and weights of the next.",
        ),
        (
            (1, 1, 1),
            2.0,
            [[0.0], [0.5 * math.log(3.0)]],
            [2.0 * both_slopes],
            "The slopes are 0.25 and 0.1875: their root mean square over the examples.",
        ),
    ):
        network = sigmoid_network(widths)
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                parameter.fill_(weight if name.endswith("weight") else 0.0)
        x = torch.tensor(x)
        with checks.unchanged(network=network, inputs=x):
            factors = checks.attempt(predicted_factors, network, x)
        plain = "A list of plain numbers, one for each hidden layer."
        for factor in checks.instance("the result", factors, list, thought=plain):
            checks.number("each factor", factor, thought=plain)
        checks.equal("how many come back", len(factors), len(expected), thought=plain)
        what = f"the factors of widths {widths}"
        checks.close(what, factors, expected, thought=thought)


# %% hidden="predicted_factors" points=2
def hidden_predicted_factors() -> None:
    for seed, widths, n_examples, stretch in (
        (359, (3, 7, 2, 5, 2), 11, 4.0),
        (360, (2, 4, 9, 1), 5, 4.0),
        (361, (1, 3, 1), 1, 1.0),
        (362, (5, 6, 6, 6, 6, 3), 16, 2.0),
        (363, (4, 40, 3, 1, 8), 300, 1.0),
        (364, (3, *(4,) * 12, 2), 7, 1.0),
        (365, (3, 2), 4, 1.0),  # no hidden layer, no factor
    ):
        network = seeded(sigmoid_network, widths, seed)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.mul_(2.0).add_(0.1)  # slopes that differ, weights not centred
        x = stretch * value_data(widths[0], 1, n_examples)[0]
        matrices = [
            checks.to_array(parameter).astype(np.float64)
            for parameter in network.parameters()
        ]
        expected: list[float] = []
        h = checks.to_array(x).astype(np.float64)
        layers = zip(matrices[:-2:2], matrices[1:-2:2], matrices[2::2], strict=True)
        for weight, bias, following in layers:
            # Written another way than the solution: from norms.
            z = h @ weight.T + bias
            h = 0.5 + 0.5 * np.tanh(0.5 * z)
            slopes = 0.25 / np.cosh(0.5 * z) ** 2
            scale = np.linalg.norm(following) / math.sqrt(following.shape[1])
            slope = np.linalg.norm(slopes) / math.sqrt(slopes.size)
            expected.append(float(scale * slope))
        with checks.unchanged(network=network, inputs=x):
            factors = checks.attempt(predicted_factors, network, x)
        thought = "Is it a list of plain numbers?"
        for factor in checks.instance("the result", factors, list, thought=thought):
            checks.number("each factor", factor, thought=thought)
        thought = (
            "Each from its own slopes, and from the next layer's width and weights?"
        )
        checks.close("the factors", factors, expected, rtol=1e-4, thought=thought)


# %% [markdown]
# Does the prediction hold? We measure the true factors on twenty seeds, from the gradients that a backward pass leaves at each
# $z^{(l)}$, and plot your prediction on top of them. At the same time we look at the *forward* direction: how much does each layer's output
# still vary from one input to another?


# %% tags=["demo"] alt="Two panels against the hidden layer, 1 to 8, means over 20 seeds with narrow bands. Left, the factor per layer: measured and predicted lie on each other at 0.14, far below the line at 0.25, and fall to 0.02 at layer 8. Right, the logarithm of the activations' spread falls in a straight line by six."
def blame_and_signal(network: nn.Sequential) -> tuple[list[float], list[float]]:
    """Measure how blame and signal change from one hidden layer to the next.

    Returns:
        For each hidden layer, first to last: the factor by which the blame changes on
        its way back, and the spread of the layer's activations over the inputs.
    """
    pre_activations: list[Tensor] = []
    spreads: list[float] = []
    h = inputs
    for module in network:
        h = module(h)
        if isinstance(module, nn.Linear):
            pre_activations.append(h)
        else:
            spreads.append(h.std(dim=0).mean().item())
    gradients = torch.autograd.grad(squared_loss(h, targets), pre_activations)
    sizes = [gradient.square().mean().sqrt().item() for gradient in gradients]
    return [mine / upstream for mine, upstream in itertools.pairwise(sizes)], spreads


def draw_factors(
    measured: NDArray[np.float64],
    predicted: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> None:
    """Draw the factors of the blame, and the spread of the activations, by layer.

    Args:
        measured: Shape ``[n_seeds, n_hidden_layers]``.
        predicted: The same shape.
        spread: The same shape.
    """
    _, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    layers = np.arange(1, measured.shape[1] + 1)
    draw = plots.curve_with_interval
    draw(left, layers, measured, label="measured", colour=plots.PALETTE[2])
    draw(left, layers, predicted, label="predicted", colour=plots.PALETTE[3])
    left.axhline(0.25, color="grey", linewidth=1.0)
    note = left.text(1.0, 0.247, "largest slope of the sigmoid", va="top", fontsize=8)
    note.set_color("#555555")
    left.set(xlabel="hidden layer", ylabel="factor per layer", ylim=(0.0, 0.27))
    left.set_title("Backwards: the blame")
    left.legend(loc="lower left")
    draw(right, layers, np.log10(spread), label="spread", colour=plots.PALETTE[2])
    right.set(xlabel="hidden layer", ylabel="log10 of the activations' spread")
    right.set_title("Forwards: the signal")
    plt.show()


with checks.demonstration():
    sick_networks = [seeded(sigmoid_network, SIZES, seed) for seed in range(20)]
    both = np.array([blame_and_signal(network) for network in sick_networks])
    measured, spread = both[:, 0], both[:, 1]  # each [seed, hidden layer]
    predicted = np.array(
        [predicted_factors(network, inputs) for network in sick_networks]
    )
    draw_factors(measured, predicted, spread)
    inner = measured[:, :-1].mean(axis=1)  # one number for each seed
    low, high = plots.mean_interval(inner)
    print(f"factor per layer, layers 1 to 7: predicted {predicted[:, :-1].mean():.3f}")
    print(
        f"measured {inner.mean():.3f} (20 seeds, 95 % interval {low:.3f} to {high:.3f})"
    )
    fading = spread[:, -1].mean() / spread[:, 0].mean()
    print(f"spread of the activations, layer 8 / layer 1: {fading:.0e}")
    assert abs(inner.mean() / predicted[:, :-1].mean() - 1.0) < 0.1
    assert np.all(predicted[:, :-1] < 1.1 * 0.25 / math.sqrt(3.0))
    assert 0.12 < inner.mean() < 0.16
    assert 1e-7 < fading < 1e-5

# %% [markdown]
# Left: measured and predicted factors agree within a tenth, at about $0.14$ (the last hidden layer leads to a single output, hence its
# smaller factor). Seven such factors already make $0.14^7 \approx 10^{-6}$. The bands are 95 % intervals over the seeds.
#
# Right: the same two causes act forwards. Each layer multiplies the *differences between inputs* by the same slopes and the same
# weights, and by layer 8 about a millionth of the difference is left. **The network does not see its input any more.** Keep this in
# mind when you choose a remedy.
#
# ## Remedies that do not help
#
# Before you read on, decide which of these will cure the patient: a learning rate ten or a hundred times larger; the Adam optimiser,
# which rescales each weight's step; a hundred times larger weights in the last layer, where blame starts; Xavier's initialisation,
# which is known to be better.


# %% tags=["demo"]
def larger_last_layer(sizes: Sequence[int]) -> nn.Sequential:
    """The sick network, with weights a hundred times larger in its last layer."""
    network = sigmoid_network(sizes)
    last = network[-1]
    assert isinstance(last, nn.Linear)
    with torch.no_grad():
        last.weight *= 100.0
    return network


def xavier_weights(sizes: Sequence[int]) -> nn.Sequential:
    """The sick network, with the initial weights of Glorot and Bengio (2010)."""
    network = sigmoid_network(sizes)
    for module in network:
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
    return network


def lowest_loss(
    build: Callable[[Sequence[int]], nn.Sequential],
    make: Callable[[nn.Module], torch.optim.Optimizer],
    n_seeds: int,
) -> float:
    """Train one network for each seed: the lowest loss that any of them reaches."""
    networks = [seeded(build, SIZES, seed) for seed in range(n_seeds)]
    return min(train(net, inputs, targets, make(net))[-1] for net in networks)


def sgd(learning_rate: float) -> Callable[[nn.Module], torch.optim.Optimizer]:
    """Gradient descent as `train` uses it, with another learning rate."""
    return lambda net: torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=0.9)


def adam(network: nn.Module) -> torch.optim.Optimizer:
    """Adam with a learning rate that deep RL often uses for small networks."""
    return torch.optim.Adam(network.parameters(), lr=0.003, fused=True)  # faster


remedies = {
    "learning rate x 10": lowest_loss(sigmoid_network, sgd(0.2), 3),
    "learning rate x 100": lowest_loss(sigmoid_network, sgd(2.0), 3),
    "Adam": lowest_loss(sigmoid_network, adam, 3),
    "last layer x 100": lowest_loss(larger_last_layer, sgd(0.02), 3),
    "Xavier's weights": lowest_loss(xavier_weights, sgd(0.02), 3),
}
print("lowest loss of three seeds after 300 steps, as a share of the loss of guessing:")
shares = {remedy: loss / loss_of_guessing for remedy, loss in remedies.items()}
print("\n".join(f"  {remedy:<21}{share:.3f}" for remedy, share in shares.items()))
assert all(share > 0.7 for share in shares.values())

# %% [markdown]
# None of them gets below 70 % of the loss of guessing within the 300 steps (the cell asserts it). Why not? A larger step along a
# gradient that has lost its information is a larger step to nowhere. Adam makes all steps about equally long, in the first layer too,
# but a network that does not see its input has little to tell it about where to go. The effect of the other two can be measured.

# %% tags=["demo"]
louder_sizes = np.array(
    [
        gradient_rms_by_layer(seeded(larger_last_layer, SIZES, seed), inputs, targets)
        for seed in range(10)
    ]
)
growth = louder_sizes / sick_sizes  # [seed, layer]
shares_of_growth = np.median(growth / growth[:, 1:2], axis=0)  # layer 2 has 1
by = np.median(growth[:, 1])
print(f"a louder last layer: the gradient of layer 2 grows {by:.0f}-fold;")
print("layers 1 to 9 grow by these factors, each divided by that of layer 2:")
print(" ".join(f"{share:.2f}" for share in shares_of_growth))
xavier_networks = [seeded(xavier_weights, SIZES, seed) for seed in range(10)]
xavier_factors = [blame_and_signal(network)[0][:-1] for network in xavier_networks]
print(f"factor per layer with Xavier's weights: {np.mean(xavier_factors):.2f}")
assert np.all(np.abs(shares_of_growth[1:-1] - 1.0) < 0.1)
assert shares_of_growth[0] < 0.95
assert 0.2 < np.mean(xavier_factors) < 0.25

# %% [markdown]
# A louder last layer makes the gradients of layers 2 to 8 larger, all by nearly the same factor: their *ratios* stay as they were, and
# the first layer falls even further behind. (The cell shows medians over ten seeds.) Xavier's weights mend the weights' scale, to 1, but
# not the slope: with a factor just below $0.25$ each layer passes on more of the blame than with $0.14$, and still too little, since
# $0.25^7$ is below $10^{-4}$.
#
# ## Exercise 8: mend the network
#
# *Project, about 30 minutes.* Write a function that builds a network of the given sizes, as `sigmoid_network` does, **with linear layers
# of the same shapes**, that can be trained. Everything else is yours: activation, initial weights and biases, normalisation between the
# layers. The tests measure what it reaches:
#
# 1. its linear layers have the shapes that `sizes` asks for, and its prediction is what the last of them computes, with no activation
#    and no normalisation after it, in training and in evaluation;
# 2. before training, the gradient of the first layer is between $\frac{1}{100}$ and $100$ times that of the last (root mean squares, as
#    `gradient_rms_by_layer` returns them);
# 3. after `train` with its defaults (300 steps), the loss is below a quarter of `guessing_loss(targets)`, which is what a constant
#    prediction achieves.
#
# The first demand holds for all sizes, a single linear layer among them. The other two are measured with several seeds, on networks whose
# hidden layers are all of one width, narrow (16 units) or wide (80). Each time, an unlucky draw of weights gets a second chance, with
# another seed.
#
# The formula of the diagnosis tells you where to turn. You want a factor of about **one** per layer, and it has two parts: what slope
# has your activation, typically, and how large must the weights be to make up for it? Predict, build, measure with
# `gradient_rms_by_layer`, and only then train.
#
# <details><summary>Hint 1</summary>
#
# Which activations of Part 3.4 have slopes near 1? PyTorch's default weights have a scale of 0.577: is the product near 1 with them?
#
# </details>
# <details><summary>Hint 2</summary>
#
# The functions in `torch.nn.init` fill a layer's weight in place. A unit that is off for half of its inputs, with slope 1 for the other
# half, has a root mean square slope of $\sqrt{1/2}$.
#
# </details>


# %% exercise="mended_network" task=4
def mended_network(sizes: Sequence[int]) -> nn.Sequential:
    """Build a deep network through which gradients flow, and that trains.

    Args:
        sizes: Number of units from input to output, such as ``(2, 32, 32, 1)``.

    Returns:
        A network with one ``nn.Linear`` from each size to the next, and nothing after
        the last.
    """
    # BEGIN SOLUTION
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        # Rms sqrt(2 / n_from), which makes up for a slope of sqrt(1 / 2).
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])
    # END SOLUTION


# %% test="mended_network" points=2
def test_mended_network() -> None:
    x, y = value_data(2, 1)
    ratio, loss, bound = math.nan, math.inf, 0.25 * guessing_loss(y)
    for seed in (0, 1):  # an unlucky draw of weights gets a second chance
        thought = "Return an nn.Sequential."
        result = checks.attempt(seeded, mended_network, SIZES, seed)
        network = checks.instance("the result", result, nn.Sequential, thought=thought)
        linear = [layer for layer in network.modules() if isinstance(layer, nn.Linear)]
        shapes = [(layer.in_features, layer.out_features) for layer in linear]
        thought = "The same linear layers as before: one from each size to the next."
        wanted = list(itertools.pairwise(SIZES))
        checks.equal("the linear layers", shapes, wanted, thought=thought)
        sizes = checks.attempt(gradient_rms_by_layer, network, x, y)
        ratio = sizes[0] / sizes[-1] if sizes[-1] > 0.0 else math.nan
        if 0.01 <= ratio <= 100.0:
            loss = checks.attempt(train, network, x, y)[-1]
            if loss < bound:
                break
    checks.true(
        f"the first layer's gradient is {ratio:.1e} of the last one's, not 0.01 to 100",
        0.01 <= ratio <= 100.0,
        thought="Which factor per layer makes that ratio over eight layers?",
    )
    checks.true(
        f"the loss after training is {loss:.3f}, expected below {bound:.3f}",
        loss < bound,
        thought="Does the signal flow too, and can the network still bend?",
    )
    seen: list[Tensor] = []

    def note(_layer: nn.Module, _inputs: object, output: Tensor) -> None:
        seen.append(output)

    network = seeded(mended_network, (2, 16, 16, 8), 0)
    *_, last = (layer for layer in network.modules() if isinstance(layer, nn.Linear))
    last.register_forward_hook(note)
    thought = (
        "The prediction is what the last linear layer computes, and nothing after it."
    )
    for training in (True, False):
        prediction = network.train(training)(x)
        checks.equal("how often the last layer is used", len(seen), 1, thought=thought)
        checks.close("the prediction", prediction, seen.pop(), thought=thought)


# %% hidden="mended_network" points=4
def hidden_mended_network() -> None:
    def build(widths: Sequence[int], seed: int) -> nn.Sequential:
        result = checks.attempt(seeded, mended_network, widths, seed)
        thought = "Is it an nn.Sequential?"
        network = checks.instance("the result", result, nn.Sequential, thought=thought)
        linear = [layer for layer in network.modules() if isinstance(layer, nn.Linear)]
        shapes = [(layer.in_features, layer.out_features) for layer in linear]
        wanted = list(itertools.pairwise(widths))
        thought = "Does it follow `sizes`, whatever they are?"
        checks.equal("the linear layers", shapes, wanted, thought=thought)
        return network

    def check_the_end(network: nn.Sequential, x: Tensor) -> None:
        """The prediction is what the last linear layer computes."""
        seen: list[Tensor] = []

        def note(_layer: nn.Module, _inputs: object, output: Tensor) -> None:
            seen.append(output)

        *_, last = (
            layer for layer in network.modules() if isinstance(layer, nn.Linear)
        )
        last.register_forward_hook(note)
        thought = "Is there nothing after the last linear layer, in training too?"
        for training in (True, True, False, False):
            network.train(training)
            prediction = checks.attempt(network, x)
            checks.equal("uses of the last layer", len(seen), 1, thought=thought)
            checks.close("the prediction", prediction, seen.pop(), thought=thought)
            with torch.no_grad():  # once more with the other sign
                for parameter in last.parameters():
                    parameter.neg_()

    for widths in ((2, 16, 16, 8), [4, 6, 3], (5, 1, 7, 3), (4, 3), SIZES):
        check_the_end(build(widths, 100), value_data(widths[0], 1)[0])
    narrow, wide = (2, *(16,) * 7, 1), (3, *(80,) * 6, 2)
    for widths, seeds in ((narrow, (101, 106)), (wide, (102, 100))):
        x, y = value_data(widths[0], widths[-1])
        flows = trains = False
        for seed in seeds:  # an unlucky draw of weights gets a second chance
            network = build(widths, seed)
            sizes = checks.attempt(gradient_rms_by_layer, network, x, y)
            flows = sizes[-1] > 0.0 and 0.01 <= sizes[0] / sizes[-1] <= 100.0
            if flows:
                loss = checks.attempt(train, network, x, y)[-1]
                trains = loss < 0.25 * guessing_loss(y)
                if trains:
                    break
        thought = "Does the gradient keep its size for other seeds, widths and depths?"
        checks.true("the ratio of gradients", flows, thought=thought)
        thought = "Does it train, narrow and wide, for other seeds?"
        checks.true("the loss after training", trains, thought=thought)


# %% [markdown]
# Side by side, over several seeds: the patient before and after.


# %% tags=["demo"] alt="Two figures. Size of the gradient by layer on a logarithmic scale: the sigmoid network rises from a billionth to a tenth, the mended one stays near a hundredth up to layer 8. Loss against the step: the sigmoid network stays at the loss of guessing, the mended one falls below a tenth of it."
def draw_losses(sick: NDArray[np.float64], mended: NDArray[np.float64]) -> None:
    """Draw the mean loss by step of both networks; each array is [n_seeds, n_steps]."""
    _, axes = plt.subplots()
    steps = np.arange(sick.shape[1])
    draw = plots.curve_with_interval
    draw(axes, steps, sick, label="sigmoid, default weights", colour=plots.PALETTE[0])
    draw(axes, steps, mended, label="mended", colour=plots.PALETTE[1])
    axes.axhline(loss_of_guessing, color="grey", linewidth=1.0)
    note = axes.text(150, 0.95 * loss_of_guessing, "guessing the mean", va="top")
    note.set(color="#555555", fontsize=8)
    axes.set(xlabel="step", ylabel="loss (mean over seeds)", yscale="log")
    axes.legend()
    plt.show()


with checks.demonstration():
    n_seeds = budgets.pick(short=5, long=20)
    mended_networks = [seeded(mended_network, SIZES, seed) for seed in range(n_seeds)]
    mended_sizes = np.array(
        [gradient_rms_by_layer(net, inputs, targets) for net in mended_networks]
    )
    gradient_flow_figure(
        {"sigmoid": sick_sizes[0].tolist(), "mended": mended_sizes[0].tolist()}
    )
    plt.show()
    mended_losses = np.array([train(net, inputs, targets) for net in mended_networks])
    draw_losses(sick_losses, mended_losses)
    mended_ratios = mended_sizes[:, 0] / mended_sizes[:, -1]
    between = f"{mended_ratios.min():.2f} to {mended_ratios.max():.2f}"
    print(f"first layer / last layer, {n_seeds} seeds: {between}")
    print(f"loss after 300 steps: {np.round(mended_losses[:, -1], 4)}")
    assert np.all((mended_ratios > 0.01) & (mended_ratios < 100.0))
    assert np.all(mended_losses[:, -1] < 0.25 * loss_of_guessing)

# %% [markdown]
# ## Summary and outlook
#
# - The gradient of a weight is **what goes in, times the blame of where it arrives**. Blame walks backwards from the loss: through the
#   weights, times the local slope.
# - By hand, down to each of nine weights, then for batches: equal to `.backward()` to within $10^{-12}$, by a comparison that lets
#   neither a wrong shape nor a `nan` pass.
# - A bootstrapped target is a constant: `detach()` it, and the pencil's gradients come out.
# - In a deep sigmoid network with default weights, each layer keeps about $0.14$ of the blame: a slope of at most $\frac14$, times a
#   weights' scale of $0.577$. The first of nine layers gets less than a millionth of the last one's gradient, and the signal fades
#   forwards in the same way. Larger steps, Adam, Xavier's weights or a larger last layer did not help; a factor of about one per layer
#   did.
#
# **Where it leads.** Part 3.6 asks what becomes of a network that trains only too well. In Modules 5 and 6 your networks will be two or three
# layers deep: shallow enough for ReLU and default weights, but initial scales, normalisation and gradient norms come back as the first
# things to look at when an agent does not learn.
#
# **Further reading.** He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015), for the weights' scale that suits ReLU; Ioffe and
# Szegedy, *Batch normalization* (2015), and He and others, *Deep residual learning* (2016), for two other ways to a factor of one:
# normalise the layers, or let blame bypass them.
