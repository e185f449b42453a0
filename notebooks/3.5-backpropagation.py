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
# backpropagation carries the error back to its weights. When training sticks, the cause is often a gradient that faded on its way. And
# one of the best-known bugs of deep RL, a target that should have been a constant and was not, is a mistake about where gradients may
# flow.
#
# **After this part you can**
#
# - compute the gradient of a two-layer network by hand, for one example, down to each single weight;
# - write the same for vectors and for batches, and prove your code equal to `.backward()` to machine precision;
# - measure how gradients flow through the layers of a deep network, say why they fade, and mend the network.
#
# **Builds on** 2.2 (autograd), 3.2 (networks from tensors) and 3.4 (activation functions). **Time:** 45 minutes to read, two and a half
# hours to work.
#
# **Sources.** Rumelhart, Hinton and Williams, *Learning representations by back-propagating errors* (1986). Goodfellow, Bengio and
# Courville, *Deep Learning* (2016), section 6.5. Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
# networks* (2010). Sutton and Barto, *Reinforcement Learning* (2nd edition), sections 9.3 (semi-gradients) and 9.7 (networks).

# %%
import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
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
# unit $j$, and $W$ has shape `[from, to]`. A batch is a stack of rows, and nothing changes: `X @ W`. We count from 0 in formulas too,
# so that $W^{(1)}_{01}$ is `w1[0, 1]`. (One trap: `torch.nn.Linear` stores the transpose, shape `[to, from]`, and computes
# `x @ weight.T`.)
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
    """Weights and biases of a two-layer network. A gradient is stored in the same form: one number for each weight."""

    w1: Tensor
    """Shape ``[n_in, n_hidden]``."""
    b1: Tensor
    """Shape ``[n_hidden]``."""
    w2: Tensor
    """Shape ``[n_hidden, n_out]``."""
    b2: Tensor
    """Shape ``[n_out]``."""


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


def squared_loss(predictions: Tensor, targets: Tensor) -> Tensor:
    """Half the squared error, summed over outputs; for a batch, its mean over the examples.

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


# %%
def worked_example() -> tuple[Parameters, Tensor, Tensor]:
    """The worked example, made afresh at each call: its weights and biases, the input, and the target."""
    parameters = Parameters(
        w1=torch.tensor([[0.1, -0.3], [0.2, 0.4]], dtype=torch.float64),
        b1=torch.tensor([0.5, -0.5], dtype=torch.float64),
        w2=torch.tensor([[2.0], [-1.2]], dtype=torch.float64),
        b2=torch.tensor([0.1], dtype=torch.float64),
    )
    return (
        parameters,
        torch.tensor([1.0, 2.0], dtype=torch.float64),
        torch.tensor([0.5], dtype=torch.float64),
    )


def random_parameters(
    n_in: int, n_hidden: int, n_out: int, generator: torch.Generator
) -> Parameters:
    """Draw a two-layer network to try things on: standard normal weights and biases, float64, on the CPU."""
    shapes = ((n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,))
    return Parameters(
        *(
            torch.randn(shape, generator=generator, dtype=torch.float64)
            for shape in shapes
        )
    )


# %% tags=["demo", "nbval-check-output"]
def values_by_pencil(target: float) -> dict[str, float]:
    """The forward pass of the worked example in plain arithmetic: each quantity by its name."""
    v = {
        "x[0]": 1.0,
        "x[1]": 2.0,
        "w1[0,0]": 0.1,
        "w1[0,1]": -0.3,
        "w1[1,0]": 0.2,
        "w1[1,1]": 0.4,
        "b1[0]": 0.5,
        "b1[1]": -0.5,
    }
    v |= {"w2[0,0]": 2.0, "w2[1,0]": -1.2, "b2[0]": 0.1, "y": target}
    v["z[0]"] = v["x[0]"] * v["w1[0,0]"] + v["x[1]"] * v["w1[1,0]"] + v["b1[0]"]
    v["z[1]"] = v["x[0]"] * v["w1[0,1]"] + v["x[1]"] * v["w1[1,1]"] + v["b1[1]"]
    v["h[0]"] = 1.0 / (1.0 + math.exp(-v["z[0]"]))
    v["h[1]"] = 1.0 / (1.0 + math.exp(-v["z[1]"]))
    v["prediction"] = v["h[0]"] * v["w2[0,0]"] + v["h[1]"] * v["w2[1,0]"] + v["b2[0]"]
    v["loss"] = 0.5 * (v["prediction"] - v["y"]) ** 2
    return v


pencil = values_by_pencil(0.5)
for _name in ("z[0]", "z[1]", "h[0]", "h[1]", "prediction", "loss"):
    print(f"{_name:>10} = {pencil[_name] + 0.0:7.4f}")
assert [round(pencil[name], 4) for name in ("h[0]", "h[1]", "prediction", "loss")] == [
    0.7311,
    0.5,
    0.9621,
    0.1068,
]

# %% [markdown]
# These are the numbers of the text, and the forward pass has left more than a prediction behind: $x$, $z$ and $h$ lie there ready. The
# backward pass will need every one of them. Keeping them is called *caching*, and it is why training takes more memory than predicting.
#
# ## Exercise 1: forward, and keep what you saw
#
# *Easy, about 10 minutes.* Write the forward pass for one example with tensors, for any number of inputs, hidden units and outputs, and
# return everything that the backward pass will ask for. In the worked example the cache holds `x = (1, 2)`, `z = (1, 0)`,
# `h = (0.7311, 0.5)` and `prediction = (0.9621,)`.
#
# <details><summary>Hint</summary>
#
# Three lines, one for each of $z$, $h$ and $\hat y$. With rows and `@` there is nothing to transpose. `torch.sigmoid` is yours to use.
#
# </details>


# %% exercise="forward" task=1
def forward(x: Tensor, parameters: Parameters) -> Cache:
    """Run the two-layer network on one example.

    Args:
        x: Input, shape ``[n_in]``.
        parameters: Weights and biases, of the same dtype and device as ``x``.

    Returns:
        The input, both forms of the hidden units, and the prediction.
    """
    # BEGIN SOLUTION
    z = x @ parameters.w1 + parameters.b1  # [n_hidden]
    h = torch.sigmoid(z)
    return Cache(x=x, z=z, h=h, prediction=h @ parameters.w2 + parameters.b2)
    # END SOLUTION


# %% test="forward" points=1
def test_forward() -> None:
    parameters, x, _ = worked_example()
    cache = checks.instance(
        "the result",
        checks.attempt(forward, x, parameters),
        Cache,
        thought="Return Cache(x=..., z=..., h=..., prediction=...).",
    )
    checks.close(
        "cache.x",
        cache.x,
        [1.0, 2.0],
        thought="The input goes into the cache as it came.",
    )
    checks.close(
        "cache.z",
        cache.z,
        [1.0, 0.0],
        rtol=1e-12,
        atol=1e-12,
        thought="z is the hidden layer before the sigmoid: x @ w1 + b1.",
    )
    checks.close(
        "cache.h",
        cache.h,
        [1.0 / (1.0 + math.exp(-1.0)), 0.5],
        rtol=1e-12,
        thought="h is the sigmoid of z, entry by entry.",
    )
    checks.close(
        "cache.prediction",
        cache.prediction,
        [2.0 / (1.0 + math.exp(-1.0)) - 0.5],
        rtol=1e-12,
        thought="The output layer has weights and a bias, and no activation.",
    )


# %% hidden="forward" points=2
def hidden_forward() -> None:
    generator = torch.Generator().manual_seed(351)
    for n_in, n_hidden, n_out in ((1, 1, 1), (3, 5, 2), (4, 2, 3), (2, 7, 1)):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        x = torch.randn(2 * n_in, generator=generator, dtype=torch.float64)[
            ::2
        ]  # not contiguous
        with checks.unchanged(x=x, parameters=parameters):
            cache = checks.instance(
                "the result",
                checks.attempt(forward, x, parameters),
                Cache,
                thought="Is it a Cache?",
            )
        # Written another way than the solution: number by number, the sigmoid through tanh.
        w1, b1, w2, b2 = (tensor.tolist() for tensor in parameters)
        expected_z = [
            sum(x[i].item() * w1[i][j] for i in range(n_in)) + b1[j]
            for j in range(n_hidden)
        ]
        expected_h = [0.5 + 0.5 * math.tanh(0.5 * value) for value in expected_z]
        expected = [
            sum(expected_h[j] * w2[j][k] for j in range(n_hidden)) + b2[k]
            for k in range(n_out)
        ]
        checks.close(
            "cache.x", cache.x, x, thought="Does the cache hold the input itself?"
        )
        checks.close(
            "cache.z",
            cache.z,
            expected_z,
            rtol=1e-10,
            thought="Is z taken before the sigmoid, with its bias, for any widths?",
        )
        checks.close(
            "cache.h", cache.h, expected_h, rtol=1e-10, thought="Is h the sigmoid of z?"
        )
        checks.close(
            "cache.prediction",
            cache.prediction,
            expected,
            rtol=1e-10,
            thought="Does it work for several outputs, with their biases?",
        )
    single = Parameters(
        *(
            tensor.to(device, torch.float32)
            for tensor in random_parameters(3, 4, 2, generator)
        )
    )
    prediction = checks.attempt(
        forward, torch.ones(3, device=device), single
    ).prediction
    checks.tensor(
        "cache.prediction",
        prediction,
        shape=(2,),
        dtype=torch.float32,
        thought="Does it keep the dtype and device that it is given?",
    )


# %% [markdown]
# ## The chain rule: local derivative times what comes from upstream
#
# Wiggle one weight a little. It moves its hidden unit, which moves the activation, which moves the prediction, which moves the loss.
# Each link of the chain stretches or shrinks the wiggle by a factor of its own, and the factors multiply. That is all of the chain rule
# that we need. For $W^{(1)}_{01}$, on the way from $x_0$ to hidden unit 1:
#
# $$\frac{\partial L}{\partial W^{(1)}_{01}}
# = \underbrace{\frac{\partial L}{\partial \hat y}}_{\hat y - y}
# \cdot \underbrace{\frac{\partial \hat y}{\partial h_1}}_{W^{(2)}_{10}}
# \cdot \underbrace{\frac{\partial h_1}{\partial z_1}}_{\sigma'(z_1)}
# \cdot \underbrace{\frac{\partial z_1}{\partial W^{(1)}_{01}}}_{x_0}
# = 0.4621 \cdot (-1.2) \cdot 0.25 \cdot 1 = -0.1386.$$
#
# Each factor is *local*: a unit knows its own inputs and weights, and nothing of the rest of the network. For the sigmoid the local
# derivative comes almost for free, since $\sigma'(z) = \sigma(z)\,(1 - \sigma(z)) = h\,(1 - h)$: the forward pass has it in the cache.
#
# The paths to different weights share their beginnings. So start at the loss, walk backwards, and at each node multiply *what came from
# upstream* by *the local derivative*; write the product down and pass it on. Nothing is computed twice. That walk is backpropagation.


# %% tags=["demo", "nbval-check-output"]
def gradients_by_pencil(v: Mapping[str, float]) -> dict[str, float]:
    """The backward pass of the worked example in plain arithmetic: the derivative of the loss for each quantity by its name."""
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


pencil_gradients = gradients_by_pencil(pencil)
for _name, _gradient in pencil_gradients.items():
    print(f"dL/d {_name:<10} = {_gradient:7.4f}")
assert [round(pencil_gradients[f"w1[{i},{j}]"], 4) for i in (0, 1) for j in (0, 1)] == [
    0.1817,
    -0.1386,
    0.3634,
    -0.2773,
]
assert [
    round(pencil_gradients[name], 4) for name in ("w2[0,0]", "w2[1,0]", "b2[0]")
] == [0.3378, 0.2311, 0.4621]

# %% [markdown]
# Nine gradients, one for each weight and bias, and five more that were met on the way. Read the signs: `w1[0,1]` has a negative
# gradient, since raising it raises $h_1$, which enters the prediction with $-1.2$, and our prediction is too high. Read the sizes too:
# the row of `w1` that starts at $x_1 = 2$ has twice the gradients of the row that starts at $x_0 = 1$. Who speaks louder gets more of
# the blame.
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
print(
    f"by wiggling: {slope_by_wiggling:.6f}   by the chain rule: "
    f"{pencil_gradients['w1[1,0]']:.6f}"
)
assert abs(slope_by_wiggling - pencil_gradients["w1[1,0]"]) < 1e-6

# %% [markdown]
# They agree to six digits. But wiggling costs two forward passes *for each weight*; the walk backwards gave all nine in one go.
#
# ### The computation graph
#
# Here is the walk as a picture. Values flow from left to right (blue, upper numbers), gradients flow from right to left (orange, lower
# numbers). An arrow with two numbers is a weight with its gradient; the other arrows show their local slope. Move the target: where it
# equals the prediction nothing is anybody's fault, and beyond it all signs turn.

# %% tags=["demo"]
VALUE_COLOUR, GRADIENT_COLOUR = plots.PALETTE[0], plots.PALETTE[1]


def draw_pair(
    axes: Axes,
    place: tuple[float, float],
    value: float,
    gradient: float | None,
    name: str = "",
) -> None:
    """Write a value above its gradient, each in its colour, at one place of the graph."""
    x, y = place
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    label = f"{name} = {value + 0.0:.3f}" if name else f"{value + 0.0:.3f}"
    axes.text(
        x,
        y + 0.02,
        label,
        ha="center",
        va="bottom",
        color=VALUE_COLOUR,
        fontsize=10,
        bbox=box,
        zorder=3,
    )
    if gradient is not None:
        axes.text(
            x,
            y - 0.02,
            f"{gradient + 0.0:+.3f}",
            ha="center",
            va="top",
            color=GRADIENT_COLOUR,
            fontsize=9,
            style="italic",
            bbox=box,
            zorder=3,
        )


def draw_graph(target: float) -> Figure:
    """Draw the computation graph of the worked example with all of its values and gradients."""
    v = values_by_pencil(target)
    g = gradients_by_pencil(v)
    nodes = {
        "x[0]": (0, 2),
        "x[1]": (0, 0),
        "z[0]": (2.2, 2),
        "z[1]": (2.2, 0),
        "h[0]": (3.8, 2),
        "h[1]": (3.8, 0),
    }
    nodes |= {"prediction": (6.0, 1), "loss": (7.8, 1)}
    edges = [(f"x[{i}]", f"z[{j}]", f"w1[{i},{j}]") for i in (0, 1) for j in (0, 1)] + [
        ("z[0]", "h[0]", ""),
        ("z[1]", "h[1]", ""),
    ]
    edges += [
        ("h[0]", "prediction", "w2[0,0]"),
        ("h[1]", "prediction", "w2[1,0]"),
        ("prediction", "loss", ""),
    ]
    shown = {"prediction": "\\hat y", "loss": "L"} | {
        f"{letter}[{i}]": f"{letter}_{i}" for letter in "xzh" for i in (0, 1)
    }
    figure, axes = plt.subplots(figsize=(9.5, 4.4))
    for start, end, weight in edges:
        (x_0, y_0), (x_1, y_1) = nodes[start], nodes[end]
        arrow = {"arrowstyle": "-|>", "color": "#888888", "shrinkA": 20, "shrinkB": 21}
        axes.annotate("", xy=(x_1, y_1), xytext=(x_0, y_0), arrowprops=arrow, zorder=1)
        if weight:
            along = 0.36 if weight.startswith("w1") and y_0 != y_1 else 0.5
            draw_pair(
                axes,
                (x_0 + along * (x_1 - x_0), y_0 + along * (y_1 - y_0)),
                v[weight],
                g[weight],
            )
        else:
            middle, grey = (x_0 + x_1) / 2, "#444444"
            slope = (
                v["prediction"] - v["y"] if end == "loss" else v[end] * (1.0 - v[end])
            )
            axes.text(
                middle,
                y_0 + 0.1,
                "$\\frac{1}{2}(\\hat y - y)^2$" if end == "loss" else "$\\sigma$",
                ha="center",
                color=grey,
            )
            axes.text(
                middle,
                y_0 - 0.08,
                f"slope {slope + 0.0:.3f}",
                ha="center",
                va="top",
                color=grey,
                fontsize=9,
            )
    for name, (x, y) in nodes.items():
        axes.scatter([x], [y], s=1150, facecolor="#F4F4F4", edgecolor="black", zorder=2)
        axes.text(
            x, y, f"${shown[name]}$", ha="center", va="center", fontsize=13, zorder=3
        )
        side = 0.5 if y == 2 else -0.5
        draw_pair(axes, (x, y + side), v[name], g.get(name))
    for bias, x, y in (("b1[0]", 2.2, 3.1), ("b1[1]", 2.2, -1.1), ("b2[0]", 6.0, -0.2)):
        draw_pair(
            axes, (x, y), v[bias], g[bias], name=f"$b^{{({bias[1]})}}_{{{bias[3]}}}$"
        )
    axes.text(
        7.8,
        0.0,
        f"target y = {target:.2f}",
        ha="center",
        color=VALUE_COLOUR,
        fontsize=9,
    )
    axes.text(-0.35, -1.45, "value", color=VALUE_COLOUR, fontsize=10)
    axes.text(
        0.3,
        -1.45,
        "gradient of the loss",
        color=GRADIENT_COLOUR,
        fontsize=10,
        style="italic",
    )
    axes.set(
        xlim=(-0.6, 8.4),
        ylim=(-1.55, 3.4),
        title="One example through the network, forwards and backwards",
    )
    axes.axis("off")
    return figure


controls.interactive_figure(
    draw_graph, target=controls.slider(-1.0, 3.0, 0.05, 0.5, "target y")
)
assert all(
    abs(gradient) < 1e-12
    for name, gradient in gradients_by_pencil(
        values_by_pencil(pencil["prediction"])
    ).items()
    if name != "loss"
)

# %% [markdown]
# Follow one orange number back. Under $h_1$ stands $-0.555$; the arrow $\sigma$ has slope $0.250$; so under $z_1$ stands their product,
# $-0.139$. At each step the number is multiplied by something that stands right there. The cell also asserts the quiet case: with the
# target at the prediction every gradient is zero.
#
# For the exercises to come, here is the cache that the forward pass of the worked example leaves, written down from the text.


# %%
def worked_cache() -> Cache:
    """The cache of the worked example, made afresh at each call."""
    h_0 = 1.0 / (1.0 + math.exp(-1.0))
    numbers = ([1.0, 2.0], [1.0, 0.0], [h_0, 0.5], [2.0 * h_0 - 0.5])
    return Cache(*(torch.tensor(entries, dtype=torch.float64) for entries in numbers))


# %% [markdown]
# ## Exercise 2: the blame of one weight, factor by factor
#
# *Easy, about 15 minutes.* For a network with **one output**, return the four factors on the path from the loss back to `w1[i, j]`, in
# this order:
#
# $$\Bigl[\frac{\partial L}{\partial \hat y},\quad \frac{\partial \hat y}{\partial h_j},\quad \frac{\partial h_j}{\partial z_j},\quad
# \frac{\partial z_j}{\partial W^{(1)}_{ij}}\Bigr].$$
#
# For $i = 0$, $j = 1$ the worked example gives `[0.4621, -1.2, 0.25, 1.0]`, whose product is $-0.1386$. (In exercises 2 to 5 autograd
# is switched off while your function runs: this is the pencil's part.)
#
# <details><summary>Hint</summary>
#
# Everything is in the cache or in `w2`. `tensor[j].item()` makes a Python number of one entry. Which index belongs to the hidden unit,
# and which to the input?
#
# </details>


# %% exercise="chain_factors" task=1
def chain_factors(
    cache: Cache, w2: Tensor, target: Tensor, i: int, j: int
) -> list[float]:
    """Return the local derivatives on the path from the loss to one weight of the first layer.

    Args:
        cache: What the forward pass left, for a network with one output.
        w2: Weights into the output, shape ``[n_hidden, 1]``.
        target: Shape ``[1]``.
        i: Index of the input that the weight ``w1[i, j]`` starts from.
        j: Index of the hidden unit that it leads to.

    Returns:
        Four numbers, from the loss backwards: for the prediction, the hidden unit, its
            activation, the weight. Their product is the
        derivative of the loss by ``w1[i, j]``.
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
    h0 = 1.0 / (1.0 + math.exp(-1.0))
    parameters, _, target = worked_example()
    cache = worked_cache()
    with torch.inference_mode():
        factors = checks.attempt(chain_factors, cache, parameters.w2, target, 0, 1)
    checks.close(
        "the factors for w1[0, 1]",
        factors,
        [2.0 * h0 - 1.0, -1.2, 0.25, 1.0],
        rtol=1e-9,
        thought="From the loss backwards: error, weight, slope of the sigmoid, input.",
    )
    with torch.inference_mode():
        factors = checks.attempt(chain_factors, cache, parameters.w2, target, 1, 0)
    checks.close(
        "the factors for w1[1, 0]",
        factors,
        [2.0 * h0 - 1.0, 2.0, h0 * (1.0 - h0), 2.0],
        rtol=1e-9,
        thought="i counts inputs, j counts hidden units.",
    )


# %% hidden="chain_factors" points=2
def hidden_chain_factors() -> None:
    generator = torch.Generator().manual_seed(352)
    for n_in, n_hidden in ((1, 1), (2, 5), (4, 3), (6, 2)):
        parameters = random_parameters(n_in, n_hidden, 1, generator)
        leaf = parameters.w1.clone().requires_grad_()
        x = torch.randn(n_in, generator=generator, dtype=torch.float64)
        target = torch.randn(1, generator=generator, dtype=torch.float64)
        z = nn.functional.linear(x, leaf.T, parameters.b1)
        prediction = nn.functional.linear(
            torch.sigmoid(z), parameters.w2.T, parameters.b2
        )
        squared_loss(prediction, target).backward()
        expected_product = leaf.grad
        assert expected_product is not None
        cache = Cache(x, z.detach(), torch.sigmoid(z.detach()), prediction.detach())
        for i in range(n_in):
            for j in range(n_hidden):
                with (
                    checks.unchanged(cache=cache, w2=parameters.w2, target=target),
                    torch.inference_mode(),
                ):
                    factors = checks.attempt(
                        chain_factors, cache, parameters.w2, target, i, j
                    )
                expected_slope = (
                    0.25 / math.cosh(0.5 * z[j].item()) ** 2
                )  # the sigmoid's derivative, written another way
                expected = [
                    (prediction - target).item(),
                    parameters.w2[j, 0].item(),
                    expected_slope,
                    x[i].item(),
                ]
                checks.close(
                    "the factors",
                    factors,
                    expected,
                    rtol=1e-9,
                    thought=(
                        "Is each factor a local derivative, for any number of "
                        "inputs and "
                        "hidden units?"
                    ),
                )
                product = math.prod(checks.to_array(factors).tolist())
                checks.close(
                    "their product",
                    product,
                    expected_product[i, j].item(),
                    rtol=1e-9,
                    thought="Does the product equal autograd's gradient?",
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
# ## Exercise 3: gradients of the output layer
#
# *Easy, about 10 minutes.* Return the gradients of `w2` and `b2` for one example, without a loop. For the worked example:
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


# %% exercise="output_gradients" task=1
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
    h0 = 1.0 / (1.0 + math.exp(-1.0))
    _parameters, _, target = worked_example()
    cache = worked_cache()
    with torch.inference_mode():
        pair = checks.attempt(output_gradients, cache, target)
    checks.equal(
        "how many tensors come back",
        len(pair),
        2,
        thought="Return two: the gradient of w2, then that of b2.",
    )
    error = 2.0 * h0 - 1.0
    checks.close(
        "the gradient of w2",
        pair[0],
        [[h0 * error], [0.5 * error]],
        rtol=1e-9,
        thought="What goes in (h), times the blame of where it arrives.",
    )
    checks.close(
        "the gradient of b2",
        pair[1],
        [error],
        rtol=1e-9,
        thought="A bias is a weight whose input is always 1.",
    )


# %% hidden="output_gradients" points=2
def hidden_output_gradients() -> None:
    generator = torch.Generator().manual_seed(353)
    for n_in, n_hidden, n_out in ((1, 1, 1), (2, 3, 3), (3, 5, 2), (2, 2, 4)):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        x = torch.randn(n_in, generator=generator, dtype=torch.float64)
        target = torch.randn(n_out, generator=generator, dtype=torch.float64)
        z = nn.functional.linear(x, leaves.w1.T, leaves.b1)
        prediction = nn.functional.linear(torch.sigmoid(z), leaves.w2.T, leaves.b2)
        squared_loss(prediction, target).backward()
        cache = Cache(x, z.detach(), torch.sigmoid(z.detach()), prediction.detach())
        with checks.unchanged(cache=cache, target=target), torch.inference_mode():
            pair = checks.attempt(output_gradients, cache, target)
        checks.equal(
            "how many tensors come back",
            len(pair),
            2,
            thought="Return two: the gradient of w2, then that of b2.",
        )
        for what, gradient, leaf in (
            ("w2", pair[0], leaves.w2),
            ("b2", pair[1], leaves.b2),
        ):
            expected = leaf.grad
            assert expected is not None
            checks.close(
                f"the gradient of {what}",
                gradient,
                expected,
                rtol=1e-10,
                thought="Does it hold for several outputs: shape, sign and order?",
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
# ## Exercise 4: gradients of the hidden layer, down to each weight
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


# %% exercise="hidden_gradients" task=1
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
    h0 = 1.0 / (1.0 + math.exp(-1.0))
    parameters, _, target = worked_example()
    cache = worked_cache()
    with torch.inference_mode():
        pair = checks.attempt(hidden_gradients, cache, parameters.w2, target)
    checks.equal(
        "how many tensors come back",
        len(pair),
        2,
        thought="Return two: the gradient of w1, then that of b1.",
    )
    error = 2.0 * h0 - 1.0
    blame = [error * 2.0 * h0 * (1.0 - h0), error * -1.2 * 0.25]
    checks.close(
        "the gradient of b1",
        pair[1],
        blame,
        rtol=1e-9,
        thought="Blame of the hidden units: through w2, then times the slope h (1 - h).",
    )
    checks.close(
        "the gradient of w1",
        pair[0],
        [blame, [2.0 * blame[0], 2.0 * blame[1]]],
        rtol=1e-9,
        thought="Rows belong to inputs, columns to hidden units.",
    )


# %% hidden="hidden_gradients" points=2
def hidden_hidden_gradients() -> None:
    names = set(getattr(getattr(hidden_gradients, "__code__", None), "co_names", ()))
    checks.true(
        "made by hand",
        not names >= {"func", "grad"},
        thought=(
            "Autograd stays off here, in its other forms too: this is the pencil's "
            "part."
        ),
    )
    generator = torch.Generator().manual_seed(354)
    for n_in, n_hidden, n_out in (
        (1, 1, 1),
        (3, 3, 3),
        (3, 5, 2),
        (2, 2, 2),
        (4, 2, 5),
    ):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        x = torch.randn(n_in, generator=generator, dtype=torch.float64)
        target = torch.randn(n_out, generator=generator, dtype=torch.float64)
        z = nn.functional.linear(x, leaves.w1.T, leaves.b1)
        prediction = nn.functional.linear(torch.sigmoid(z), leaves.w2.T, leaves.b2)
        squared_loss(prediction, target).backward()
        cache = Cache(x, z.detach(), torch.sigmoid(z.detach()), prediction.detach())
        with (
            checks.unchanged(cache=cache, w2=parameters.w2, target=target),
            torch.inference_mode(),
        ):
            pair = checks.attempt(hidden_gradients, cache, parameters.w2, target)
        checks.equal(
            "how many tensors come back",
            len(pair),
            2,
            thought="Return two: the gradient of w1, then that of b1.",
        )
        for what, gradient, leaf in (
            ("w1", pair[0], leaves.w1),
            ("b1", pair[1], leaves.b1),
        ):
            expected = leaf.grad
            assert expected is not None
            checks.close(
                f"the gradient of {what}",
                gradient,
                expected,
                rtol=1e-10,
                thought=(
                    "Does a hidden unit collect blame from every output, over the "
                    "right "
                    "weights?"
                ),
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
    ins = torch.randn(
        5, 3, generator=generator, dtype=torch.float64
    )  # five examples, three inputs
    blame = torch.randn(
        5, 2, generator=generator, dtype=torch.float64
    )  # and two units that they lead to
    one_by_one = torch.stack(
        [torch.outer(x, delta) for x, delta in zip(ins, blame, strict=True)]
    )
    at_once = torch.einsum("bi,bj->ij", ins, blame)
    print(
        f"one by one: {tuple(one_by_one.shape)}, then summed over the batch: "
        f"{tuple(one_by_one.sum(dim=0).shape)}"
    )
    print(f"at once: {tuple(at_once.shape)}")
    torch.testing.assert_close(one_by_one.sum(dim=0), at_once, rtol=1e-12, atol=1e-12)


show_sum_of_outer_products()

# %% [markdown]
# Five outer products of shape `[3, 2]`, or one product of shape `[3, 2]`: the same numbers. (The cell writes the product as an einsum,
# "sum over b of $x_{bi}\,\delta_{bj}$", which needs no transpose; you may write it either way.)
#
# ## Exercise 5: the whole backward pass for a batch
#
# *Medium, about 25 minutes.* Forward and backward, for a batch, all four gradients. Write it whole, without calling your earlier
# functions (their points and these are then independent). The loss is `squared_loss`: summed over outputs, **averaged over examples**.
# A batch whose rows are all the same example has that example's gradient.
#
# <details><summary>Hint</summary>
#
# Put the $\frac1B$ in once, at the very start of the walk: into $\Delta^{(2)} = (\hat Y - Y) / B$. Everything further upstream inherits
# it. What is the gradient of a bias, whose input is 1 in every example?
#
# </details>


# %% exercise="batch_gradients" task=1
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
    h0 = 1.0 / (1.0 + math.exp(-1.0))
    error = 2.0 * h0 - 1.0
    blame = [error * 2.0 * h0 * (1.0 - h0), error * -1.2 * 0.25]
    parameters, x, target = worked_example()
    with torch.inference_mode():
        gradients = checks.attempt(
            batch_gradients, x.repeat(3, 1), target.repeat(3, 1), parameters
        )
    gradients = checks.instance(
        "the result",
        gradients,
        Parameters,
        thought="Return Parameters(w1=..., b1=..., w2=..., b2=...).",
    )
    thought = (
        "Three copies of one example have that example's gradient: a mean, not a sum."
    )
    checks.close(
        "the gradient of w2",
        gradients.w2,
        [[h0 * error], [0.5 * error]],
        rtol=1e-9,
        thought=thought,
    )
    checks.close(
        "the gradient of b2",
        gradients.b2,
        [error],
        rtol=1e-9,
        thought="A bias sees the input 1 in every example; its gradient has shape [n_out].",
    )
    checks.close(
        "the gradient of b1",
        gradients.b1,
        blame,
        rtol=1e-9,
        thought="Is the blame of each example passed through w2 and its own slopes?",
    )
    checks.close(
        "the gradient of w1",
        gradients.w1,
        [blame, [2.0 * blame[0], 2.0 * blame[1]]],
        rtol=1e-9,
        thought=thought,
    )


# %% hidden="batch_gradients" points=2
def hidden_batch_gradients() -> None:
    names = set(getattr(getattr(batch_gradients, "__code__", None), "co_names", ()))
    checks.true(
        "made by hand",
        not names >= {"func", "grad"},
        thought=(
            "Autograd stays off here, in its other forms too: this is the pencil's "
            "part."
        ),
    )
    generator = torch.Generator().manual_seed(355)
    for batch, n_in, n_hidden, n_out in (
        (1, 1, 1, 1),
        (1, 3, 4, 2),
        (7, 3, 5, 2),
        (4, 4, 4, 4),
        (64, 2, 3, 1),
    ):
        parameters = random_parameters(n_in, n_hidden, n_out, generator)
        _inputs = torch.randn(
            n_in, batch, generator=generator, dtype=torch.float64
        ).T  # not contiguous
        _targets = 3.0 * torch.randn(
            batch, n_out, generator=generator, dtype=torch.float64
        )
        leaves = Parameters(*(tensor.clone().requires_grad_() for tensor in parameters))
        hidden = torch.sigmoid(nn.functional.linear(_inputs, leaves.w1.T, leaves.b1))
        squared_loss(
            nn.functional.linear(hidden, leaves.w2.T, leaves.b2), _targets
        ).backward()
        with (
            checks.unchanged(inputs=_inputs, targets=_targets, parameters=parameters),
            torch.inference_mode(),
        ):
            gradients = checks.attempt(batch_gradients, _inputs, _targets, parameters)
        gradients = checks.instance(
            "the result", gradients, Parameters, thought="Is it a Parameters?"
        )
        for what, gradient, leaf in zip(
            Parameters._fields, gradients, leaves, strict=True
        ):
            expected = leaf.grad
            assert expected is not None
            checks.close(
                f"the gradient of {what}",
                gradient,
                expected,
                rtol=1e-9,
                thought="Mean over examples, sum over outputs: in every one of the four?",
            )
    single = Parameters(
        *(
            tensor.to(device, torch.float32)
            for tensor in random_parameters(3, 4, 2, generator)
        )
    )
    with torch.inference_mode():
        gradients = checks.attempt(
            batch_gradients,
            torch.ones(2, 3, device=device),
            torch.zeros(2, 2, device=device),
            single,
        )
    for what, gradient, parameter in zip(
        Parameters._fields, gradients, single, strict=True
    ):
        thought = "Does it keep the dtype and device that it is given?"
        checks.tensor(
            f"the gradient of {what}",
            gradient,
            shape=parameter.shape,
            dtype=torch.float32,
            thought=thought,
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
#   part 2.2 showed.)
#
# ## Exercise 6: a comparison that deserves trust
#
# *Medium, about 25 minutes.* `loss` is a function that takes `Parameters` and returns a scalar tensor. Let autograd compute the
# gradient $g$ of each of the four parameters, compare it with your $a$ from `by_hand`, and return the worst of the four
#
# $$\frac{\max |a - g|}{\max\bigl(\max |a|,\; \max |g|\bigr)},$$
#
# counting a parameter for which $a$ and $g$ are both zero everywhere as 0. Raise a ValueError when a shape differs; return `math.inf`
# when any number on either side is not finite. With $a = (2, 4)$ and $g = (2, 5)$ the disagreement is $1 / 5 = 0.2$.
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
        loss: Computes the scalar loss from parameters; every parameter takes part in
            it.
        parameters: Where the gradient is taken. They stay as they are.

    Returns:
        The largest of the four relative differences; ``math.inf`` where a number is not
        finite.

    Raises:
        ValueError: A gradient has another shape than its parameter.
    """
    # BEGIN SOLUTION
    leaves = Parameters(
        *(parameter.detach().clone().requires_grad_() for parameter in parameters)
    )
    worst = 0.0
    for name, ours, theirs in zip(
        Parameters._fields,
        by_hand,
        torch.autograd.grad(loss(leaves), leaves),
        strict=True,
    ):
        if ours.shape != theirs.shape:
            raise ValueError(
                f"the gradient of {name} has shape {tuple(ours.shape)}, expected "
                f"{tuple(theirs.shape)}"
            )
        if not (ours.isfinite().all() and theirs.isfinite().all()):
            return math.inf
        scale = max(ours.abs().max().item(), theirs.abs().max().item())
        worst = max(
            worst, (ours - theirs).abs().max().item() / scale if scale > 0.0 else 0.0
        )
    return worst
    # END SOLUTION


# %% test="disagreement" points=1
def test_disagreement() -> None:
    def half_square(point: Parameters) -> Tensor:
        """A loss whose gradient is known without any network: the gradient of half the squared entries is the entries."""
        return torch.stack([0.5 * tensor.square().sum() for tensor in point]).sum()

    _point = Parameters(
        torch.tensor([[2.0, 5.0]]),
        torch.tensor([1.0]),
        torch.tensor([[3.0]]),
        torch.tensor([1e-3]),
    )
    same = Parameters(*(_tensor.clone() for _tensor in _point))
    value = checks.attempt(disagreement, same, half_square, _point)
    checks.close(
        "the disagreement of equal gradients",
        value,
        0.0,
        thought="Here the gradient of each parameter is the parameter itself.",
    )
    value = checks.attempt(
        disagreement, same._replace(w1=torch.tensor([[2.0, 4.0]])), half_square, _point
    )
    checks.close(
        "the disagreement of (2, 4) and (2, 5)",
        value,
        0.2,
        thought="The largest difference, over the largest number on either side.",
    )
    value = checks.attempt(
        disagreement, same._replace(b2=torch.tensor([2e-3])), half_square, _point
    )
    checks.close(
        "the disagreement of 0.002 and 0.001",
        value,
        0.5,
        thought="Relative to each parameter's own gradient: a small one counts as much.",
    )


# %% hidden="disagreement" points=2
def hidden_disagreement() -> None:
    def half_square_again(point: Parameters) -> Tensor:
        """The known loss once more, with a factor of its own for each parameter."""
        return torch.stack(
            [
                0.5 * factor * tensor.square().sum()
                for factor, tensor in zip((1.0, -2.0, 0.5, 3.0), point, strict=True)
            ]
        ).sum()

    generator = torch.Generator().manual_seed(356)
    _point = exact = random_parameters(3, 4, 2, generator)
    for trial in range(5):
        _point = random_parameters(3, 4, 2, generator)
        exact = Parameters(
            *(
                _factor * _tensor
                for _factor, _tensor in zip((1.0, -2.0, 0.5, 3.0), _point, strict=True)
            )
        )
        with checks.unchanged(parameters=_point, by_hand=exact):
            value = checks.attempt(disagreement, exact, half_square_again, _point)
        checks.true(
            "no disagreement",
            0.0 <= checks.to_array(value) < 1e-14,
            thought="Equal gradients have a disagreement of 0.",
        )
        for what in Parameters._fields:
            gradient = getattr(exact, what).clone()
            place = int(torch.randint(gradient.numel(), (), generator=generator))
            gradient.view(-1)[place] += (-1.0) ** trial * 0.01 * (trial + 1)
            scale = max(
                getattr(exact, what).abs().max().item(), gradient.abs().max().item()
            )
            for _repeat in range(2):
                value = checks.attempt(
                    disagreement,
                    exact._replace(**{what: gradient}),
                    half_square_again,
                    _point,
                )
                thought = (
                    "Is each of the four compared, by its own scale, and again "
                    "the same "
                    "on a second call?"
                )
                checks.close(
                    "the disagreement",
                    value,
                    0.01 * (trial + 1) / scale,
                    rtol=1e-6,
                    thought=thought,
                )
            for poison in (math.nan, math.inf):
                gradient.view(-1)[place] = poison
                value = checks.attempt(
                    disagreement,
                    exact._replace(**{what: gradient}),
                    half_square_again,
                    _point,
                )
                checks.close(
                    "the disagreement with a number that is not finite",
                    value,
                    math.inf,
                    thought="Can a nan hide, in any of the four?",
                )
            wrong_shape = getattr(exact, what).unsqueeze(-1)
            call = functools.partial(
                disagreement,
                exact._replace(**{what: wrong_shape}),
                half_square_again,
                _point,
            )
            checks.raises(
                ValueError, call, thought="Does broadcasting hide a wrong shape?"
            )
    zero = Parameters(*(torch.zeros_like(_tensor) for _tensor in _point))
    checks.close(
        "zeros against zeros",
        checks.attempt(disagreement, zero, half_square_again, zero),
        0.0,
        thought="What is 0 / 0 to be here?",
    )
    nans = _point._replace(w2=_point.w2 * math.nan)
    checks.close(
        "autograd's own nan",
        checks.attempt(disagreement, exact, half_square_again, nans),
        math.inf,
        thought="On either side, it says.",
    )
    thought = (
        "Your function must leave no trace on the parameters: neither "
        "requires_grad nor "
        ".grad."
    )
    checks.true(
        "no trace",
        all(not _tensor.requires_grad and _tensor.grad is None for _tensor in _point),
        thought=thought,
    )
    tracked = Parameters(*(_tensor.clone().requires_grad_() for _tensor in _point))
    value = checks.attempt(disagreement, exact, half_square_again, tracked)
    checks.close(
        "the disagreement at parameters that are being trained",
        value,
        0.0,
        atol=1e-14,
        thought="Parameters in training have requires_grad set already.",
    )
    checks.true(
        "no trace on trained parameters",
        all(_tensor.grad is None for _tensor in tracked),
        thought=thought,
    )


# %% [markdown]
# And now the proof of the whole first half: the nine numbers from the pencil against autograd, then your batch gradients against
# autograd on twenty random networks.


# %% tags=["demo"]
def check_the_pencil() -> float:
    """Compare the worked example's gradients, made by plain arithmetic, with autograd's. Returns the largest relative difference."""
    parameters, x, target = worked_example()
    leaves = Parameters(*(parameter.requires_grad_() for parameter in parameters))
    network = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 1)).double()
    names = ("0.weight", "0.bias", "2.weight", "2.bias")
    values = (
        leaves.w1.T,
        leaves.b1,
        leaves.w2.T,
        leaves.b2,
    )  # nn.Linear wants the transpose: [to, from]
    prediction = torch.func.functional_call(
        network, dict(zip(names, values, strict=True)), (x,)
    )
    squared_loss(prediction, target).backward()
    worst = 0.0
    for name, leaf in zip(Parameters._fields, leaves, strict=True):
        assert leaf.grad is not None
        for place in np.ndindex(*leaf.shape):
            by_pencil = pencil_gradients[f"{name}[{','.join(map(str, place))}]"]
            worst = max(
                worst, abs(leaf.grad[place].item() - by_pencil) / abs(by_pencil)
            )
    return worst


def check_batches(n_networks: int) -> float:
    """Compare `batch_gradients` with autograd by `disagreement`, on random networks and batches. Returns the worst."""
    generator = torch.Generator().manual_seed(35)
    worst = 0.0
    for n_hidden in range(1, n_networks + 1):
        point = random_parameters(4, n_hidden, 2, generator)
        inputs = torch.randn(16, 4, generator=generator, dtype=torch.float64)
        targets = torch.randn(16, 2, generator=generator, dtype=torch.float64)

        def loss(
            at: Parameters, inputs: Tensor = inputs, targets: Tensor = targets
        ) -> Tensor:
            return squared_loss(
                torch.sigmoid(inputs @ at.w1 + at.b1) @ at.w2 + at.b2, targets
            )

        worst = max(
            worst, disagreement(batch_gradients(inputs, targets, point), loss, point)
        )
    return worst


pencil_error, batch_error = check_the_pencil(), check_batches(20)
print(
    f"pencil against .backward():          largest relative difference "
    f"{pencil_error:.1e}"
)
print(
    f"batch_gradients against .backward(): largest relative difference "
    f"{batch_error:.1e}"
)
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
    """Gradients of half the squared TD error of the worked example, with the target as a constant or not."""
    parameters, x, _ = worked_example()
    leaves = Parameters(*(parameter.requires_grad_() for parameter in parameters))

    def value(state: Tensor) -> Tensor:
        return torch.sigmoid(state @ leaves.w1 + leaves.b1) @ leaves.w2 + leaves.b2

    next_value = value(torch.tensor([0.0, 1.0], dtype=torch.float64))
    reward = 0.5 - 0.9 * next_value.detach()
    target = reward + 0.9 * (next_value.detach() if detach else next_value)
    return Parameters(*torch.autograd.grad(squared_loss(value(x), target), leaves))


constant_target, moving_target = td_gradients(detach=True), td_gradients(detach=False)
print(
    "gradient of w1 with detach:   ",
    [[round(number, 4) for number in row] for row in constant_target.w1.tolist()],
)
print(
    "gradient of w1 without detach:",
    [[round(number, 4) for number in row] for row in moving_target.w1.tolist()],
)
print(
    f"gradient of b2: {constant_target.b2.item():.4f} with detach, "
    f"{moving_target.b2.item():.4f} without"
)
expected_w1 = [
    [pencil_gradients["w1[0,0]"], pencil_gradients["w1[0,1]"]],
    [pencil_gradients["w1[1,0]"], pencil_gradients["w1[1,1]"]],
]
torch.testing.assert_close(
    constant_target.w1,
    torch.tensor(expected_w1, dtype=torch.float64),
    rtol=1e-12,
    atol=0.0,
)
assert abs(moving_target.b2.item() - (1.0 - 0.9) * constant_target.b2.item()) < 1e-12

# %% [markdown]
# With `detach` we get the gradients of the pencil, number for number. Without it the bias of the output keeps a mere tenth of its
# gradient ($1 - \gamma$), since raising it raises guess and target alike. The version with the constant target is called a
# *semi-gradient* (Sutton and Barto, section 9.3): it is what TD learning, Q-learning and DQN use, and from part 5 on you will write
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
# $$\sigma'(z) = h\,(1 - h) \le \tfrac14, \qquad \text{with equality only at } z = 0.$$
#
# Below are the pieces that the rest of the notebook uses: a deep sigmoid network with PyTorch's default weights, a small regression
# problem (think of a value function over a few features of a state), and a plain training loop.

# %%
SIZES: tuple[int, ...] = (2, 32, 32, 32, 32, 32, 32, 32, 32, 1)
"""Two inputs, eight hidden layers of 32 units, one output."""


def sigmoid_network(sizes: Sequence[int]) -> nn.Sequential:
    """Build a network of linear layers with a sigmoid after each but the last, with PyTorch's default initial weights.

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
    """Build a network with initial weights that depend on the seed alone, and move it to the device."""
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
    inputs = (
        2.0
        * torch.rand(n_examples, n_inputs, generator=torch.Generator().manual_seed(0))
        - 1.0
    )
    waves = [
        torch.sin(math.pi * inputs[:, k % n_inputs])
        * torch.cos(math.pi * inputs[:, (k + 1) % n_inputs])
        for k in range(n_outputs)
    ]
    return inputs.to(device), torch.stack(waves, dim=1).to(device)


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
        optimiser: By default gradient descent with learning rate 0.02 and momentum 0.9.
        n_steps: Number of updates.
    """
    optimiser = optimiser or torch.optim.SGD(
        network.parameters(), lr=0.02, momentum=0.9
    )
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


inputs, targets = value_data(2, 1)

# %% tags=["demo"]
loss_of_guessing = guessing_loss(targets)
sick_losses = np.array(
    [train(seeded(sigmoid_network, SIZES, seed), inputs, targets) for seed in range(3)]
)
print(f"loss of always predicting the mean target: {loss_of_guessing:.4f}")
print(
    "loss after 300 steps, three seeds:        ",
    [round(loss, 4) for loss in sick_losses[:, -1].tolist()],
)
assert np.all(sick_losses[:, -1] > 0.95 * loss_of_guessing)

# %% [markdown]
# Three hundred steps, and the network is no better than a constant. It is not that it learns badly: it has not started. Let us look
# inside.
#
# ## Exercise 7: how large is the gradient in each layer?
#
# *Easy, about 15 minutes.* For each `nn.Linear` of a network, from input to output, return the root mean square of the gradient of its
# **weights** (not biases):
#
# $$\operatorname{rms}(g) = \sqrt{\text{mean of } g^2}.$$
#
# It is the norm divided by $\sqrt{\text{number of weights}}$: the size of a typical entry, so that layers of different shapes can be
# compared. The loss is `squared_loss`. A gradient $\begin{pmatrix} 3 & 4 \\ 0 & 0 \end{pmatrix}$ has the root mean square
# $\sqrt{25 / 4} = 2.5$. What was in `.grad` before must not matter.
#
# <details><summary>Hint</summary>
#
# `network.modules()` walks through everything inside, in order; `isinstance(module, nn.Linear)` picks the layers.
# `torch.autograd.grad(loss, weights)` returns gradients and touches no `.grad`; `zero_grad()` and `backward()` do as well.
#
# </details>


# %% exercise="gradient_rms_by_layer" task=3
def gradient_rms_by_layer(
    network: nn.Module, inputs: Tensor, targets: Tensor
) -> list[float]:
    """Return the size of the gradient in each linear layer.

    Args:
        network: Any network with ``nn.Linear`` layers, each of which takes part in the
            prediction.
        inputs: Shape ``[batch, n_inputs]``.
        targets: Shape ``[batch, n_outputs]``.

    Returns:
        The root mean square of the gradient of each layer's weights, first layer first.
    """
    # BEGIN SOLUTION
    weights = [
        module.weight for module in network.modules() if isinstance(module, nn.Linear)
    ]
    gradients = torch.autograd.grad(squared_loss(network(inputs), targets), weights)
    return [gradient.square().mean().sqrt().item() for gradient in gradients]
    # END SOLUTION


# %% test="gradient_rms_by_layer" points=1
def test_gradient_rms_by_layer() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    with torch.no_grad():
        for parameter, value in zip(
            network.parameters(),
            ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0], [[1.0, 0.0]], [0.0]),
            strict=True,
        ):
            parameter.copy_(torch.tensor(value))
    # The prediction is 3, one too high. So the blame is 1 at the output and (1, 0) at the hidden units.
    sizes = checks.attempt(
        gradient_rms_by_layer,
        network,
        torch.tensor([[3.0, 4.0]]),
        torch.tensor([[2.0]]),
    )
    checks.equal(
        "how many numbers come back",
        len(sizes),
        2,
        thought="One for each nn.Linear: weights only, biases do not count.",
    )
    checks.close(
        "the sizes",
        sizes,
        [2.5, math.sqrt(12.5)],
        thought=(
            "Gradients [[3, 4], [0, 0]] and [[3, 4]]: the root of the mean "
            "square, first "
            "layer first."
        ),
    )


# %% hidden="gradient_rms_by_layer" points=2
def hidden_gradient_rms_by_layer() -> None:
    for seed, sizes_of in enumerate(
        ((3, 5, 2), (2, 8, 8, 8, 1), (4, 3), (1, 6, 2, 6, 3))
    ):
        network = seeded(sigmoid_network, sizes_of, 357 + seed)
        _inputs, _targets = value_data(sizes_of[0], sizes_of[-1], n_examples=9)
        twin = seeded(sigmoid_network, sizes_of, 357 + seed)
        (0.5 * ((twin(_inputs) - _targets) ** 2).sum(dim=1).mean()).backward()
        expected = []
        for name, parameter in twin.named_parameters():
            if name.endswith("weight"):
                assert parameter.grad is not None
                expected.append(
                    float(
                        np.sqrt(
                            np.mean(
                                checks.to_array(parameter.grad).astype(np.float64) ** 2
                            )
                        )
                    )
                )
        with checks.unchanged(network=network, inputs=_inputs, targets=_targets):
            for _repeat in range(2):
                sizes = checks.attempt(
                    gradient_rms_by_layer, network, _inputs, _targets
                )
                checks.close(
                    "the sizes",
                    sizes,
                    expected,
                    rtol=1e-3,
                    atol=1e-12,
                    thought=(
                        "Weights only, first layer first, and the same again on a "
                        "second "
                        "call?"
                    ),
                )
    network = nn.Sequential(
        nn.Sequential(nn.Linear(2, 3), nn.Tanh()),
        nn.LayerNorm(3),
        nn.Sequential(nn.Linear(3, 1)),
    ).to(device)
    _inputs, _targets = value_data(2, 1, n_examples=5)
    sizes = checks.attempt(gradient_rms_by_layer, network, _inputs, _targets)
    checks.equal(
        "how many numbers come back",
        len(sizes),
        2,
        thought=(
            "Are linear layers found inside nested modules too, and other layers left "
            "out?"
        ),
    )


# %% [markdown]
# ## Exercise 8: draw the gradient flow
#
# *Easy, about 15 minutes.* Given the sizes by layer of one or several networks, draw one line for each network: layers along x, from
# input to output, sizes along y on a **logarithmic** scale, both axes labelled, each line in a colour of its own, and a legend with the
# networks' names. Return the figure. Networks may differ in depth.
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
    axes.set_yscale("log")
    axes.set(
        xlabel="layer (input to output)", ylabel="root mean square of the gradient"
    )
    axes.legend()
    return figure
    # END SOLUTION


# %% test="gradient_flow_figure" points=1
def test_gradient_flow_figure() -> None:
    example = {"shallow": [0.1, 0.2], "deep": [1e-6, 1e-4, 1e-2]}
    figure = checks.figure(
        checks.attempt(gradient_flow_figure, example),
        n_axes=1,
        thought="Return the figure, not the axes.",
    )
    axes = checks.panels_of(figure)[0]
    checks.equal(
        "the scale of y",
        axes.get_yscale(),
        "log",
        thought="Sizes that differ by factors of thousands need a logarithmic axis.",
    )
    checks.equal(
        "the number of lines",
        len(axes.get_lines()),
        2,
        thought="One line for each network.",
    )
    legend = axes.get_legend()
    checks.true(
        "there is a legend", legend is not None, thought="Which line is which network?"
    )
    for line, (name, values) in zip(axes.get_lines(), example.items(), strict=True):
        checks.close(
            f"the y data of {name!r}",
            np.asarray(line.get_ydata()),
            values,
            thought="Sizes along y, first layer on the left.",
        )
    plt.close(figure)


# %% hidden="gradient_flow_figure" points=2
def hidden_gradient_flow_figure() -> None:
    for example in (
        {
            "sigmoid": [3e-9, 2e-7, 4e-5, 1e-2],
            "other": (0.5, 0.2, 0.1, 0.4),
            "third": [7.0, 1e3],
        },
        {"alone": [2.0, 3.0, 1e-4]},
    ):
        figure = checks.figure(
            checks.attempt(gradient_flow_figure, example),
            n_axes=1,
            thought="One figure with one axes, both labelled.",
        )
        axes = checks.panels_of(figure)[0]
        checks.equal(
            "the scale of y", axes.get_yscale(), "log", thought="Is y logarithmic?"
        )
        checks.true(
            "x is not logarithmic",
            axes.get_xscale() == "linear",
            thought="Layers are counted: x stays linear.",
        )
        checks.equal(
            "the number of lines",
            len(axes.get_lines()),
            len(example),
            thought="One line for each network.",
        )
        legend = axes.get_legend()
        checks.true(
            "there is a legend",
            legend is not None,
            thought="Which line is which network?",
        )
        assert legend is not None
        texts = [text.get_text() for text in legend.get_texts()]
        checks.equal(
            "the legend",
            sorted(texts),
            sorted(example),
            thought="Does the legend name each network as the mapping does?",
        )
        for name, values in example.items():
            handle = legend.legend_handles[texts.index(name)]
            checks.true(
                "the legend shows a line",
                isinstance(handle, Line2D),
                thought="One line for each network.",
            )
            assert isinstance(handle, Line2D)
            lines = [
                line
                for line in axes.get_lines()
                if line.get_color() == handle.get_color()
            ]
            checks.equal(
                "lines of that colour",
                len(lines),
                1,
                thought="Can the networks be told apart?",
            )
            checks.close(
                "the sizes of the named network",
                np.asarray(lines[0].get_ydata()),
                values,
                thought="Is each line named by its own network?",
            )
            positions = np.asarray(lines[0].get_xdata(), dtype=float)
            checks.true(
                "layers along x",
                bool(np.allclose(np.diff(positions), 1.0)),
                thought="Layers along x: one step for each, input on the left.",
            )
        plt.close(figure)


# %% [markdown]
# Now the patient: your two functions, on ten seeds. (The figure shows one seed; the printed table all of them.)

# %% tags=["demo"]
sick_sizes = np.array(
    [
        gradient_rms_by_layer(seeded(sigmoid_network, SIZES, seed), inputs, targets)
        for seed in range(10)
    ]
)
first_to_last = sick_sizes[:, 0] / sick_sizes[:, -1]
print(
    "first layer / last layer, ten seeds:",
    [f"{ratio:.0e}" for ratio in first_to_last.tolist()],
)
_figure = gradient_flow_figure({"sigmoid, 8 hidden layers": sick_sizes[0].tolist()})
plt.show()
assert np.all(first_to_last < 1e-6)

# %% [markdown]
# The gradient of the first layer is, for every one of the ten seeds, more than a million times smaller than that of the last. On the
# logarithmic scale the line is nearly straight: the blame fades by about **the same factor in each layer**. (The two ends are steeper,
# for reasons of their own: the last hidden layer leads to a single output, and the first layer's inputs lie around zero, so that their
# products with the blame cancel over the batch.) Where does the factor come from?
#
# ## Diagnosis: a factor per layer
#
# Take the recursion for $\delta^{(l)}$ apart. One entry of $\delta^{(l+1)} W^{(l+1)\top}$ is a sum of $n_{l+1}$ terms,
# $\sum_j \delta^{(l+1)}_j W^{(l+1)}_{ij}$. In a fresh network the weights have random signs, so the terms do not add up; their
# *squares* do. The sum is therefore of size
# $\sqrt{n_{l+1}} \cdot \operatorname{rms}(W^{(l+1)}) \cdot \operatorname{rms}(\delta^{(l+1)})$. Then comes the slope. Together:
#
# $$\frac{\operatorname{rms}(\delta^{(l)})}{\operatorname{rms}(\delta^{(l+1)})} \;\approx\;
# \underbrace{\sqrt{n_{l+1}} \cdot \operatorname{rms}\bigl(W^{(l+1)}\bigr)}_{\text{the weights' scale}} \;\cdot\;
# \underbrace{\operatorname{rms}\bigl(\sigma'(z^{(l)})\bigr)}_{\text{at most } 1/4}.$$
#
# PyTorch draws the weights of `nn.Linear` uniformly from $\pm 1/\sqrt n$, with $n$ inputs. Their root mean square is $1/\sqrt{3n}$, so
# between layers of equal width the weights' scale is $1/\sqrt 3 = 0.577$. Times a quarter: each layer leaves about $0.14$ of the blame.
# Two causes, then, and they multiply: **slopes of at most a quarter, and weights that are too small to make up for it.**
#
# ## Exercise 9: predict the factor before the gradient is computed
#
# *Medium, about 25 minutes.* The right-hand side needs a forward pass only. Walk through a sigmoid network (`nn.Linear`, `nn.Sigmoid`,
# ..., `nn.Linear`), and for each hidden layer $l$, first to last, return the predicted factor between the blame of layer $l + 1$ and
# its own. A network with three hidden layers has three factors.
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
            the root mean square of the weights to
        it, times the root mean square of this layer's slopes over units and examples.
    """
    # BEGIN SOLUTION
    layers = [module for module in network if isinstance(module, nn.Linear)]
    h = inputs
    factors: list[float] = []
    for layer, following in itertools.pairwise(layers):
        h = torch.sigmoid(layer(h))
        slope = (h * (1.0 - h)).square().mean().sqrt().item()
        factors.append(
            math.sqrt(following.out_features)
            * following.weight.square().mean().sqrt().item()
            * slope
        )
    return factors
    # END SOLUTION


# %% test="predicted_factors" points=1
def test_predicted_factors() -> None:
    network = sigmoid_network((1, 2, 4, 1))
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.fill_(0.5 if name.endswith("weight") else 0.0)
    factors = checks.attempt(predicted_factors, network, torch.zeros(3, 1))
    checks.equal(
        "how many factors come back",
        len(factors),
        2,
        thought="One for each hidden layer.",
    )
    half = 1.0 / (1.0 + math.exp(-0.5))
    checks.close(
        "the factors",
        factors,
        [0.25, 0.5 * half * (1.0 - half)],
        thought="Slopes of this layer; width and weights of the next.",
    )


# %% hidden="predicted_factors" points=2
def hidden_predicted_factors() -> None:
    for seed, sizes_of in enumerate(
        ((3, 7, 2, 5, 2), (2, 4, 9, 1), (1, 3, 1), (5, 6, 6, 6, 6, 3))
    ):
        network = seeded(sigmoid_network, sizes_of, 359 + seed)
        _inputs = 4.0 * value_data(sizes_of[0], 1, n_examples=11)[0]
        expected = []
        h = checks.to_array(_inputs).astype(np.float64)
        matrices = [
            checks.to_array(parameter).astype(np.float64)
            for parameter in network.parameters()
        ]
        for weight, bias, _next in zip(
            matrices[:-2:2], matrices[1:-2:2], matrices[2::2], strict=True
        ):
            z = h @ weight.T + bias
            h = 0.5 + 0.5 * np.tanh(0.5 * z)
            slopes = 0.25 / np.cosh(0.5 * z) ** 2
            # Written another way than the solution: from norms.
            expected.append(
                float(
                    np.linalg.norm(_next)
                    / math.sqrt(_next.shape[1])
                    * np.linalg.norm(slopes)
                    / math.sqrt(slopes.size)
                )
            )
        with checks.unchanged(network=network, inputs=_inputs):
            factors = checks.attempt(predicted_factors, network, _inputs)
        checks.close(
            "the factors",
            factors,
            expected,
            rtol=1e-3,
            thought=(
                "Each from its own layer's slopes and the next layer's width and "
                "weights, "
                "for widths that differ?"
            ),
        )


# %% [markdown]
# Does the prediction hold? We measure the true factors on twenty seeds, from the gradients that a backward pass leaves at each
# $z^{(l)}$, and lay your prediction over them. At the same time we look at the *forward* direction: how much does each layer's output
# still vary from one input to another?


# %% tags=["demo"]
def blame_and_signal(network: nn.Sequential) -> tuple[list[float], list[float]]:
    """Measure, for each hidden layer: the factor by which blame changes, and the spread of activations over the inputs."""
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


sick_networks = [seeded(sigmoid_network, SIZES, seed) for seed in range(20)]
measured = np.array(
    [blame_and_signal(network)[0] for network in sick_networks]
)  # [seed, hidden layer]
spread = np.array([blame_and_signal(network)[1] for network in sick_networks])
predicted = np.array([predicted_factors(network, inputs) for network in sick_networks])

_figure, (_left, _right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
_layers = np.arange(1, 9)
plots.curve_with_interval(
    _left, _layers, measured, label="measured", colour=plots.PALETTE[0]
)
plots.curve_with_interval(
    _left, _layers, predicted, label="predicted", colour=plots.PALETTE[1]
)
_left.axhline(0.25, color="grey", linewidth=1.0)
_left.annotate(
    "largest slope of the sigmoid",
    (8.0, 0.245),
    fontsize=8,
    color="grey",
    va="top",
    ha="right",
)
_left.set(
    xlabel="hidden layer",
    ylabel="factor per layer",
    ylim=(0.0, 0.27),
    title="Backwards: the blame",
)
_left.legend(loc="lower left")
plots.curve_with_interval(
    _right, _layers, np.log10(spread), label="20 seeds", colour=plots.PALETTE[2]
)
_right.set(
    xlabel="hidden layer",
    ylabel="log10 of the activations' spread",
    title="Forwards: the signal",
)
_right.legend()
plt.show()

inner_measured, inner_predicted = (
    measured[:, :-1].mean(axis=0),
    predicted[:, :-1].mean(axis=0),
)
low, high = plots.mean_interval(measured[:, :-1].mean(axis=1, keepdims=True))
print(f"factor per layer, layers 1 to 7: predicted {inner_predicted.mean():.3f}")
print(
    f"                                 measured  {inner_measured.mean():.3f} (95 "
    f"% interval {low[0]:.3f} to {high[0]:.3f})"
)
print(
    f"spread of the activations over the inputs: {spread[:, 0].mean():.0e} in "
    f"layer 1, {spread[:, -1].mean():.0e} in layer 8"
)
assert abs(inner_measured.mean() / inner_predicted.mean() - 1.0) < 0.1
assert np.all(inner_predicted < 0.25 / math.sqrt(3.0) * 1.05)
assert 0.12 < inner_measured.mean() < 0.16
assert 1e-7 < spread[:, -1].mean() / spread[:, 0].mean() < 1e-5

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


def sgd(learning_rate: float) -> Callable[[nn.Module], torch.optim.Optimizer]:
    """Gradient descent with momentum, as `train` uses it, with another learning rate."""
    return lambda network: torch.optim.SGD(
        network.parameters(), lr=learning_rate, momentum=0.9
    )


remedies: dict[
    str,
    tuple[
        Callable[[Sequence[int]], nn.Sequential],
        Callable[[nn.Module], torch.optim.Optimizer],
    ],
] = {
    "nothing": (sigmoid_network, sgd(0.02)),
    "learning rate x 10": (sigmoid_network, sgd(0.2)),
    "learning rate x 100": (sigmoid_network, sgd(2.0)),
    "Adam": (
        sigmoid_network,
        lambda network: torch.optim.Adam(network.parameters(), lr=0.003),
    ),
    "last layer x 100": (larger_last_layer, sgd(0.02)),
    "Xavier's weights": (xavier_weights, sgd(0.02)),
}
print(
    f"{'remedy':<22}{'lowest loss of three seeds':>28}   (guessing: "
    f"{loss_of_guessing:.3f})"
)
for _name, (_build, _make) in remedies.items():
    _networks = [seeded(_build, SIZES, seed) for seed in range(3)]
    _best = min(
        train(network, inputs, targets, _make(network))[-1] for network in _networks
    )
    print(f"{_name:<22}{_best:>28.4f}")
    assert not _best < 0.9 * loss_of_guessing, _name

# %% [markdown]
# None of them gets clearly below the loss of guessing. A larger step along a gradient that has lost its information is a larger step to
# nowhere. Adam makes all steps about equally long, in the first layer too, but a network that does not see its input has little to tell
# it about where to go. A louder last layer makes all gradients behind it larger and leaves *their* ratios as they were. Xavier's
# weights mend the weights' scale, to 1, but not the slope: $0.25$ per layer is better than $0.14$, and still hopeless.
#
# ## Exercise 10: mend the network
#
# *Project, about 30 minutes.* Write a function that builds a network of the given sizes, as `sigmoid_network` does, **with the same
# linear layers**, that can be trained. Everything else is yours: activation, initial weights and biases, normalisation between the
# layers. The tests measure what it reaches, for several seeds and sizes:
#
# 1. its linear layers have the shapes that `sizes` asks for;
# 2. before training, the gradient of the first layer is between $\frac{1}{100}$ and $100$ times that of the last (root mean squares, as
#    in exercise 7);
# 3. after `train` with its defaults (300 steps), the loss is below a quarter of `guessing_loss(targets)`, which is what a constant
#    reaches.
#
# The formula of the diagnosis tells you where to turn. You want a factor of about **one** per layer, and it has two parts: what slope
# has your activation, typically, and how large must the weights be to make up for it? Predict, build, measure with your own functions,
# and only then train.
#
# <details><summary>Hint 1</summary>
#
# Which activations of part 3.4 have slopes near 1? PyTorch's default weights have a scale of 0.577: is the product near 1 with them?
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
        A network with one ``nn.Linear`` from each size to the next, and no activation
        after the last.
    """
    # BEGIN SOLUTION
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(sizes):
        linear = nn.Linear(n_from, n_to)
        nn.init.kaiming_normal_(
            linear.weight, nonlinearity="relu"
        )  # rms sqrt(2 / n_from): makes up for a slope of sqrt(1 / 2)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])
    # END SOLUTION


# %% test="mended_network" points=2
def test_mended_network() -> None:
    network = checks.instance(
        "the result",
        checks.attempt(seeded, mended_network, SIZES, 0),
        nn.Sequential,
        thought="Return an nn.Sequential.",
    )
    linear = [module for module in network.modules() if isinstance(module, nn.Linear)]
    shapes = [(module.in_features, module.out_features) for module in linear]
    checks.equal(
        "the linear layers",
        shapes,
        list(itertools.pairwise(SIZES)),
        thought="The same linear layers as before: one from each size to the next.",
    )
    _inputs, _targets = value_data(2, 1)
    squared_loss(network(_inputs), _targets).backward()
    sizes = [
        float(module.weight.grad.square().mean().sqrt())
        if module.weight.grad is not None
        else 0.0
        for module in linear
    ]
    ratio = sizes[0] / sizes[-1] if sizes[-1] > 0.0 else math.nan
    checks.true(
        (
            f"the first layer's gradient is {ratio:.1e} of the last one's, "
            f"expected 0.01 "
            f"to 100"
        ),
        0.01 <= ratio <= 100.0,
        thought="Which factor per layer makes that ratio over eight layers?",
    )
    loss, bound = train(network, _inputs, _targets)[-1], 0.25 * guessing_loss(_targets)
    checks.true(
        f"the loss after training is {loss:.3f}, expected below {bound:.3f}",
        loss < bound,
        thought=(
            "Gradients flow. Does the signal flow too, and is the network still "
            "able to "
            "bend?"
        ),
    )


# %% hidden="mended_network" points=4
def hidden_mended_network() -> None:
    for seed, sizes_of in ((101, SIZES), (102, (3, 40, 40, 40, 40, 40, 40, 2))):
        network = checks.instance(
            "the result",
            checks.attempt(seeded, mended_network, sizes_of, seed),
            nn.Sequential,
            thought="Is it an nn.Sequential?",
        )
        linear = [
            module for module in network.modules() if isinstance(module, nn.Linear)
        ]
        shapes = [(module.in_features, module.out_features) for module in linear]
        checks.equal(
            "the linear layers",
            shapes,
            list(itertools.pairwise(sizes_of)),
            thought="Does it follow `sizes`, whatever they are?",
        )
        _inputs, _targets = value_data(sizes_of[0], sizes_of[-1])
        squared_loss(network(_inputs), _targets).backward()
        sizes = [
            float(module.weight.grad.square().mean().sqrt())
            if module.weight.grad is not None
            else 0.0
            for module in linear
        ]
        ratio = sizes[0] / sizes[-1] if sizes[-1] > 0.0 else math.nan
        checks.true(
            "the ratio of gradients",
            0.01 <= ratio <= 100.0,
            thought="Does the gradient keep its size for other seeds, widths and depths?",
        )
        loss = train(network, _inputs, _targets)[-1]
        bound = 0.25 * guessing_loss(_targets)
        checks.true(
            "the loss after training",
            loss < bound,
            thought=(
                "Does it train for other seeds, widths and depths, with the "
                "defaults of "
                "`train`?"
            ),
        )


# %% [markdown]
# Side by side, over several seeds: the patient before and after.

# %% tags=["demo"]
mended_sizes = np.array(
    [
        gradient_rms_by_layer(seeded(mended_network, SIZES, seed), inputs, targets)
        for seed in range(10)
    ]
)
_figure = gradient_flow_figure(
    {"sigmoid": sick_sizes[0].tolist(), "mended": mended_sizes[0].tolist()}
)
plt.show()

n_seeds = budgets.pick(short=5, long=20)
healthy_losses = np.array(
    [
        train(seeded(mended_network, SIZES, seed), inputs, targets)
        for seed in range(n_seeds)
    ]
)
_figure, _axes = plt.subplots()
plots.curve_with_interval(
    _axes,
    np.arange(300),
    sick_losses,
    label="sigmoid, default weights",
    colour=plots.PALETTE[0],
)
plots.curve_with_interval(
    _axes, np.arange(300), healthy_losses, label="mended", colour=plots.PALETTE[1]
)
_axes.axhline(loss_of_guessing, color="grey", linewidth=1.0)
_axes.annotate(
    "loss of guessing the mean",
    (150, loss_of_guessing),
    xytext=(0, -3),
    textcoords="offset points",
    va="top",
    fontsize=8,
    color="grey",
)
_axes.set(xlabel="step", ylabel="loss (mean over seeds)", yscale="log")
_axes.legend()
plt.show()
mended_ratios = mended_sizes[:, 0] / mended_sizes[:, -1]
print(
    f"first layer / last layer, ten seeds: {mended_ratios.min():.2f} to "
    f"{mended_ratios.max():.2f}"
)
print(
    "loss after 300 steps:", [round(loss, 4) for loss in healthy_losses[:, -1].tolist()]
)
assert np.all((mended_ratios > 0.01) & (mended_ratios < 100.0))
assert np.all(healthy_losses[:, -1] < 0.25 * loss_of_guessing)

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
#   forwards in the same way. Larger steps, Adam or a larger last layer did not help; a factor of about one per layer did.
#
# **Where it leads.** Part 3.6 asks what a network does that trains only too well. In parts 5 and 6 your networks will be two or three
# layers deep: shallow enough for ReLU and default weights, but initial scales, normalisation and gradient norms come back as the first
# things to look at when an agent does not learn.
#
# **Further reading.** He, Zhang, Ren and Sun, *Delving deep into rectifiers* (2015), for the weights' scale that suits ReLU; Ioffe and
# Szegedy, *Batch normalization* (2015), and He and others, *Deep residual learning* (2016), for two other ways to a factor of one:
# normalise the layers, or let blame bypass them.
