# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.3: Building with torch.nn"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# An agent trained all night. In the morning its network is in the memory of one process, and nowhere else. Somebody writes it to a file, and the disk is full. Somebody else
# opens last week's file with this week's network, which has one layer more. What is left of the night?
#
# Part 3.2 built a network out of four tensors. To add a layer there, you would have to rewrite the forward pass, the backward pass and the step. In this part you build the same
# network from the blocks of `torch.nn`, see that it does the **same thing, number by number**, and then use what the blocks are good for: a third layer costs one more number in a list.
# And you write the two functions that carry weights through the night: into a file that is whole or not there, and out of it into a network that fits or stays as it was.
#
# **After this part you can**
#
# - turn tensors and matrix products into a module, and say what the module hides;
# - build a multilayer perceptron of any widths, and train it by minibatches;
# - say what a further hidden layer makes possible, and what training makes of it;
# - save weights so that no broken file is ever left, and load them without trusting the file.
#
# **Builds on** Part 0.3 (modules as a tool), Part 2.1 (gradient descent), Part 2.4 (optimisers) and Part 3.2 (the network from scratch).
#
# **Time** about 30 minutes to read, 60 to work.
#
# **Sources** Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library* (2019); Telgarsky, *Benefits of Depth in Neural Networks* (2016), for
# the folded corridor; Goodfellow, Bengio and Courville, *Deep Learning* (2016), sections 6.4 (depth) and 8.1.3 (minibatches); PyTorch's documentation, "Serialization semantics".

# %%
import contextlib
import itertools
import math
import pickle
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import checks, devices
from rlcourse.agents import checkpoints, networks
from rlcourse.figures import controls, plots
from torch import Tensor, nn

device = devices.choose()
plots.use_style()
torch.set_num_threads(1)  # small networks: more threads would only wait for each other

# %% [markdown]
# The networks here are so small that the CPU is the fastest place for them. `device` is used at the end, where weights travel.
#
# ## The mathematics
#
# **A linear layer.** `nn.Linear(n_from, n_to)` holds a matrix $W$ of shape `[n_to, n_from]` and a bias $b$, and maps a batch $X$ with one example in each row to
#
# $$Y = X W^\top + b .$$
#
# Part 3.2 stored the transpose, $w = W^\top$. Does training notice the difference?
#
# **Lemma 1** (stored the other way round). Let $J$ depend on $W$ only through $Y = X W^\top + b$. Then the gradient with respect to $W$ is the transpose of the gradient with respect to $w = W^\top$. So gradient descent
# with the same rate from $W$ and from $w$ leads to transposes of each other after every step.
#
# *Proof.* $W_{kj}$ and $w_{jk}$ are two names for one number, the factor of $X_{ij}$ in $Y_{ik}$. So $\partial J / \partial W_{kj} = \partial J / \partial w_{jk}$, and with Lemma 2 of Part 3.2
# $G_W = (X^\top G_Y)^\top = G_Y^\top X$. A step subtracts $\eta$ times the one from $W$, and $\eta$ times its transpose from $w = W^\top$: they are transposes again. $\blacksquare$
#
# **What does one more hidden layer buy?** Here is a world in which we can count it. A mouse lives in a corridor of $2^L$ metres. There are doors at the odd metres: at $1, 3, 5, \dots$, and behind
# each of them there is cheese. Every metre that it walks costs 1. The best that it can do is to walk to the nearest door, so the optimal value of the place $s$ is
#
# $$v_*(s) = -\,(\text{metres to the nearest door}) .$$
#
# It goes up and down between $-1$ and $0$: it has $2^L$ straight pieces, one for each metre. The rectified linear unit $\operatorname{relu}(z) = \max(0, z)$ of Part 0.3 makes straight pieces too.
#
# **Lemma 2** (one hidden layer). On a line, a network with one hidden layer of $n$ ReLUs has at most $n + 1$ straight pieces. So it needs at least $2^L - 1$ units to be $v_*$ on the corridor.
#
# *Proof.* Unit $j$ is $\operatorname{relu}(w_j s + b_j)$. It is straight, except at one place at most, $s = -b_j / w_j$. A sum of multiples of $n$ such units is straight except at $n$ places at most, and $n$ places cut a
# line into $n + 1$ pieces. On the corridor it has no more of them than on the whole line. $\blacksquare$
#
# **Lemma 3** (folding). $L$ hidden layers of **two** ReLUs each are enough for $v_*$, on the whole corridor.
#
# *Proof.* The tent $t(x) = 2 \operatorname{relu}(x) - 4 \operatorname{relu}(x - \tfrac12)$ climbs from 0 to 1 on $[0, \tfrac12]$ and falls back to 0 on $[\tfrac12, 1]$. Let $T_k$ be the tent of the tent of the tent, $k$ times:
# $T_0(x) = x$ and $T_{k} = t(T_{k-1})$. Claim: $T_k$ goes between 0 and 1 in $2^k$ straight pieces of equal length, up, down, up, down. For $k = 0$ it is one piece, up. In each piece of $T_{k-1}$
# the tent is run through once, forwards or backwards: that gives an up and a down of half the length. So $T_k$ has twice as many pieces. Now $T_L(s / 2^L) - 1$ is $-1$ at the even metres and $0$ at the odd
# ones, and straight between: it is $v_*(s)$. Layer 1 computes $\operatorname{relu}(x)$ and $\operatorname{relu}(x - \tfrac12)$ of $x = s / 2^L$. Each further layer gets two numbers $p, q$ with $T_{k-1} = 2 p - 4 q$, and
# computes $\operatorname{relu}(2 p - 4 q)$ and $\operatorname{relu}(2 p - 4 q - \tfrac12)$. The output is $2 p - 4 q - 1$. $\blacksquare$
#
# For 64 doors ($L = 7$) that is 14 units instead of 127: a layer **folds** the corridor, and whatever the layers behind it do is done on both halves at once. A lemma about what *can* be represented says nothing yet about
# what training *finds*. We shall measure that.
#
# **Minibatches.** The loss of a data set is a mean over its $n$ examples. One step for each epoch (one pass through the data) is slow. So shuffle the examples, cut them into minibatches of $m$, and make a step with each of them. Every example is equally
# likely to be in a minibatch of a given size, so the gradient of a minibatch's loss is, on average, the gradient of the whole data set.
#
# ```text
# One epoch of minibatch descent
#  1  order ← a random permutation of the n examples
#  2  for each minibatch: the next m of that order, and last what is left
#  3      J ← the mean squared error of the minibatch
#  4      forget the gradients of the step before
#  5      compute the gradient of J with respect to each weight
#  6      move each weight, as the optimiser says
#  7  report the mean of all examples' losses, each as it was found in 3
# ```
#
# ```text
# Save, whole or not at all              Load, all or nothing
#  1  write a file beside the path        1  read the file as data, onto a device that is here
#  2  if that fails: delete it, stop      2  compare names and shapes with the network's
#  3  move it to the path, in one step    3  if one does not fit: stop, and say which
#                                         4  copy all numbers into the network
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $X$ | a batch of examples, one a row | `inputs` | `[batch, n_in]` | `float64` or `float32` |
# | $w_1, b_1, w_2, b_2$ | parameters as Part 3.2 stores them | `Parameters` | `[from, to]`, `[to]` | `float64` |
# | $W$, $b$ | parameters of a layer | `layer.weight`, `layer.bias` | `[to, from]`, `[to]` | `float32`, if nothing else is said |
# | $s$ | a place in the corridor, in metres | `places` | `[n]` | `float32` |
# | $v_*(s)$ | its value | `corridor_values(places, n_folds)` | `[n]` | `float32` |
# | $L$ | number of folds; $2^L$ metres, $2^{L-1}$ doors | `n_folds` | number | `int` |
# | $m$ | size of a minibatch | `batch_size` | number | `int` |
# | $J$ | mean squared error | `loss` | `[]` | that of the inputs |


# %%
class Parameters(NamedTuple):
    """Weights and biases of the two-layer network of Part 3.2, as [from, to]."""

    w1: Tensor
    """Shape ``[n_in, n_hidden]``."""
    b1: Tensor
    """Shape ``[n_hidden]``."""
    w2: Tensor
    """Shape ``[n_hidden, n_out]``."""
    b2: Tensor
    """Shape ``[n_out]``."""


def drawn_parameters(
    sizes: tuple[int, int, int], generator: torch.Generator
) -> Parameters:
    """Return float64 parameters, all drawn: ``n_in, n_hidden, n_out`` are the sizes."""
    n_in, n_hidden, n_out = sizes
    shapes = (n_in, n_hidden), (n_hidden,), (n_hidden, n_out), (n_out,)
    return Parameters(
        *(torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes)
    )


XOR_INPUTS = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float64)
XOR_TARGETS = torch.tensor([[0], [1], [1], [0]], dtype=torch.float64)


def corridor_values(places: Tensor, n_folds: int) -> Tensor:
    """Return the exact optimal values of a corridor with doors at the odd metres.

    Args:
        places: In metres, from 0 to ``2**n_folds``; any shape.
        n_folds: L of the text, at least 1.
    """
    doors = torch.arange(1, 2**n_folds, 2, dtype=places.dtype)  # [2**(L - 1)]
    return -(places.unsqueeze(-1) - doors).abs().amin(dim=-1)


# %% [markdown]
# ## What a module keeps for you
#
# A module is a function that knows its parameters. You assign a layer to an attribute, and its tensors are **registered**, each under a name: the attribute, a dot, and the layer's own
# name for it. `state_dict()` is a dictionary of them, from names to tensors (all but the few buffers that somebody marked as not to be saved). **Predict** the four names and shapes of a network of 2 inputs, 3 hidden units and 1 output, whose layers are called `hidden` and `output`.


# %% tags=["demo", "nbval-check-output"]
def show_names() -> None:
    """Print the names that a module gives to its tensors."""
    module = nn.Module()
    module.hidden = nn.Linear(2, 3)
    module.output = nn.Linear(3, 1)
    for name, tensor in module.state_dict().items():
        print(f"{name:14} {tuple(tensor.shape)}")
    shapes = [tuple(one.shape) for one in module.parameters()]
    assert shapes == [(3, 2), (3,), (1, 3), (1,)]
    for n_from in (4, 100):  # the initial values of nn.Linear
        layer = nn.Linear(n_from, 400)
        for one in layer.parameters():
            largest = one.abs().max().item() * math.sqrt(n_from)
            assert 0.95 < largest <= 1 + 1e-6


show_names()

# %% [markdown]
# What to see: the weights are `[to, from]`, and the names come from the attributes. So the names in a file of weights are the names in your class: rename an attribute, and last week's file no longer
# fits.
#
# The cell also asserts which initial values `nn.Linear` draws: its weights lie between $-1/\sqrt{n}$ and $1/\sqrt n$ for $n$ inputs, as in Part 3.2, and so do its biases (there they were zeros).
#
# ## Exercise 1: the network of Part 3.2 as a module
#
# *Medium, about 8 minutes.* Write a module that is made from the four tensors of Part 3.2 and gives the same predictions, $\tanh(X w_1 + b_1)\, w_2 + b_2$.
#
# - It has two `nn.Linear` layers, as attributes `hidden` and `output`, and no other parameters or buffers: its `state_dict` has the names `hidden.weight`, `hidden.bias`, `output.weight` and `output.bias`.
# - The layers have the sizes, the numbers and the dtype of the parameters (all four have the same dtype, and lie on the CPU), whatever the numbers are: biases of 0, with which Part 3.2 begins, are biases too. Mind that `nn.Linear` stores `[to, from]`.
# - The numbers are **copies**: when the network learns, the parameters stay as they are, and the other way round. The predictions are always those of the weights that the network has at that moment.
# - All four tensors of the network require gradients, whether the parameters do or not, and a `backward` from the predictions reaches each of them, in training and in evaluation mode.
#
# With `w1` = (1, 2), `b1` = (0, 1), `w2` = (3, 4) as a column and `b2` = 5 (one input, two hidden units, one output), `hidden.weight` is the column (1, 2), `output.weight` the row (3, 4), and the prediction for the input 0 is
# $3 \tanh 0 + 4 \tanh 1 + 5 = 8.0464$.
#
# <details><summary>Hint</summary>
#
# `nn.Linear(2, 3, dtype=torch.float64)` makes a layer. Inside of `with torch.no_grad():`, `layer.weight.copy_(numbers)` writes numbers into its weights.
#
# </details>


# %% exercise="TwoLayer" task=1 forbid="rlcourse.agents.networks"
class TwoLayer(nn.Module):
    """The two-layer network of Part 3.2, with tanh between its layers.

    Args:
        parameters: Sizes, dtype and numbers to begin with; they are copied.
    """

    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        # BEGIN SOLUTION
        w1, b1, w2, b2 = parameters
        (n_in, n_hidden), n_out = w1.shape, len(b2)
        self.hidden = nn.Linear(n_in, n_hidden, dtype=w1.dtype)
        self.output = nn.Linear(n_hidden, n_out, dtype=w2.dtype)
        with torch.no_grad():
            for layer, weight, bias in ((self.hidden, w1, b1), (self.output, w2, b2)):
                layer.weight.copy_(weight.T)
                layer.bias.copy_(bias)
        # END SOLUTION

    def forward(self, inputs: Tensor) -> Tensor:
        """Return predictions: ``[batch, n_in]`` to ``[batch, n_out]``."""
        # BEGIN SOLUTION
        return self.output(torch.tanh(self.hidden(inputs)))
        # END SOLUTION


# %% test="TwoLayer" points=1
def test_TwoLayer() -> None:
    kind = torch.float64
    parameters = Parameters(
        *(
            torch.tensor(one, dtype=kind)
            for one in ([[1.0, 2.0]], [0.0, 1.0], [[3.0], [4.0]], [5.0])
        )
    )
    with checks.unchanged(parameters=parameters):
        network = checks.attempt(TwoLayer, parameters)
    network = checks.instance(
        "the network", network, nn.Module, thought="A class that derives from nn.Module"
    )
    state = network.state_dict()
    checks.equal(
        "the names of its tensors",
        sorted(state),
        ["hidden.bias", "hidden.weight", "output.bias", "output.weight"],
        thought="Two linear layers, as the attributes `hidden` and `output`.",
    )
    for name, right in (
        ("hidden.weight", [[1.0], [2.0]]),
        ("hidden.bias", [0.0, 1.0]),
        ("output.weight", [[3.0, 4.0]]),
        ("output.bias", [5.0]),
    ):
        made = checks.tensor(
            name, state[name], dtype=kind, thought="The dtype of the parameters."
        )
        checks.close(
            name, made, right, thought="Is it stored as [to, from]?", rtol=1e-12
        )
    inputs = torch.tensor([[0.0], [-2.0]], dtype=kind)
    with checks.unchanged(inputs=inputs):
        found = checks.attempt(network, inputs)
    right = 3 * np.tanh([0.0, -2.0]) + 4 * np.tanh([1.0, -3.0]) + 5
    checks.close(
        "the predictions for the inputs 0 and -2",
        found,
        right[:, None],
        thought="tanh after the hidden layer, nothing after the output.",
        rtol=1e-9,
    )
    with torch.no_grad():
        network.get_parameter("hidden.bias").add_(1.0)
    checks.attempt(TwoLayer, parameters)
    checks.close(
        "b1 after the network has changed its own bias",
        parameters.b1,
        [0.0, 1.0],
        thought="Does the network have numbers of its own, or the very same tensors?",
    )


# %% hidden="TwoLayer" points=2
def hidden_TwoLayer() -> None:
    generator = torch.Generator().manual_seed(331)
    for sizes, dtype in (
        ((1, 1, 1), torch.float64),
        ((3, 2, 4), torch.float64),
        ((4, 4, 4), torch.float64),
        ((2, 50, 1), torch.float64),
        ((5, 1, 3), torch.float64),
        ((2, 3, 2), torch.float64),
        ((3, 4, 2), torch.float32),
    ):
        drawn = drawn_parameters(sizes, generator)
        given = Parameters(*(one.to(dtype) for one in drawn))
        if sizes == (2, 3, 2):  # as Part 3.2 begins
            given.b1.zero_()
            given.b2.zero_()
        elif sizes == (2, 50, 1):
            given.b2.zero_()
        elif sizes == (3, 4, 2):
            given.b1.zero_()
        if sizes == (5, 1, 3):  # as Part 3.2 would give them to autograd
            given = Parameters(*(one.requires_grad_() for one in given))
        w1, b1, w2, b2 = (checks.to_array(one) for one in given)
        with checks.unchanged(parameters=given):
            network = checks.attempt(TwoLayer, given)
        thought = "Is it a module with these two layers, and nothing else in it?"
        network = checks.instance("the network", network, nn.Module, thought=thought)
        wanted = {
            "hidden.weight": w1.T,
            "hidden.bias": b1,
            "output.weight": w2.T,
            "output.bias": b2,
        }
        weights = dict(network.named_parameters())
        checks.equal("its weights", sorted(weights), sorted(wanted), thought=thought)
        state = sorted(network.state_dict())
        checks.equal("its state", state, sorted(wanted), thought=thought)
        checks.equal(
            "its buffers", [*dict(network.named_buffers())], [], thought=thought
        )
        for name in ("hidden", "output"):
            layer = network.get_submodule(name)
            checks.instance("a layer", layer, nn.Linear, thought=thought)
        for name, right in wanted.items():
            made = checks.tensor(
                "a weight",
                weights[name].detach(),
                shape=right.shape,
                dtype=dtype,
                thought="Are sizes and dtype those of the parameters?",
            )
            checks.close(
                "a weight",
                made,
                right,
                rtol=0.0,
                atol=0.0,
                thought="Is each number copied, exactly, to its place?",
            )
            checks.true(
                "a weight that can be trained",
                weights[name].requires_grad and weights[name].is_leaf,
                thought="Will an optimiser be able to move all four?",
            )
        for n_batch, scale in ((6, 1.0), (1, 1.0), (0, 1.0), (5, 1e4), (3, 1e-4)):
            x = scale * torch.randn(sizes[0], n_batch, generator=generator).to(dtype).T
            with checks.unchanged(inputs=x, network=network):
                found = checks.attempt(network, x)
            thought = "Is it [batch, n_out], in the dtype of the inputs?"
            shape = (n_batch, sizes[2])
            checks.tensor("it", found, shape=shape, dtype=dtype, thought=thought)
            h = np.tanh(
                np.einsum("ni,ih->nh", checks.to_array(x).astype(float), w1) + b1
            )
            checks.close(
                "the predictions",
                found,
                np.einsum("nh,ho->no", h, w2) + b2,
                thought="Are they those of the network of Part 3.2?",
                rtol=1e-9 if dtype == torch.float64 else 1e-3,
                atol=1e-10 if dtype == torch.float64 else 1e-3,
            )
        network.train(sizes[0] % 2 == 0)
        x = torch.randn(4, sizes[0], generator=generator).to(dtype)
        slopes = torch.randn(4, sizes[2], generator=generator).to(dtype)
        with checks.unchanged(parameters=given):
            total = (slopes * checks.attempt(network, x)).sum()
            thought = "Can autograd go from the predictions to all four weights?"
            checks.true("the predictions", total.requires_grad, thought=thought)
            total.backward()
        rows, ups = (checks.to_array(one).astype(float) for one in (x, slopes))
        h = np.tanh(np.einsum("ni,ih->nh", rows, w1) + b1)
        by_z = np.einsum("no,ho->nh", ups, w2) * (1 - h**2)
        for name, right in (
            ("hidden.weight", np.einsum("nh,ni->hi", by_z, rows)),
            ("hidden.bias", by_z.sum(axis=0)),
            ("output.weight", np.einsum("no,nh->oh", ups, h)),
            ("output.bias", ups.sum(axis=0)),
        ):
            gradient = weights[name].grad
            checks.true("a gradient", gradient is not None, thought=thought)
            checks.close(
                "a gradient",
                gradient,
                right,
                thought=thought,
                rtol=1e-9 if dtype == torch.float64 else 1e-3,
                atol=1e-9 if dtype == torch.float64 else 1e-3,
            )
        # Independent, in both directions.
        with torch.no_grad():
            for one in weights.values():
                one.mul_(-2.0).add_(1.0)
        numbers = (1 - 2 * one for one in (w1, b1, w2, b2))
        (v1, a1, v2, a2), small = numbers, x.detach() / 10
        h = np.tanh(np.einsum("ni,ih->nh", rows / 10, v1) + a1)
        single = dtype == torch.float32
        checks.close(
            "the predictions after the network has learned",
            checks.attempt(network, small),
            np.einsum("nh,ho->no", h, v2) + a2,
            thought="Are they those of the weights that the network has now?",
            rtol=1e-3 if single else 1e-9,
            atol=1e-3 if single else 1e-10,
        )
        checks.attempt(TwoLayer, given)  # elsewhere, a change is seen at the next call
        for one, right in zip(given, (w1, b1, w2, b2), strict=True):
            checks.close(
                "the parameters, after the network has learned",
                one.detach(),
                right,
                thought="Does the network have numbers of its own?",
                rtol=0.0,
                atol=0.0,
            )
        with torch.no_grad():
            for one in given:
                one.zero_()
        checks.attempt(TwoLayer, given)
        for name, right in wanted.items():
            checks.close(
                "the network, after the parameters have changed",
                weights[name].detach(),
                1 - 2 * right,
                thought="Does the network have numbers of its own?",
                rtol=1e-5,
                atol=1e-6,
            )


# %% [markdown]
# ## The same thing, number by number
#
# Here are both versions of a training, one below the other. The first is what you wrote in Part 3.2, in one function. The second uses your `TwoLayer`, the mean squared error of `torch.nn`, and an optimiser. By Lemma 1 they must make the
# same steps. (The second needs Exercise 1.) **Predict:** after 400 steps on XOR, in how many digits do the losses agree?


# %% tags=["demo"]
def losses_by_hand(
    parameters: Parameters, inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> list[float]:
    """Train the network of Part 3.2 by hand, and return the loss before each step."""
    w1, b1, w2, b2 = parameters
    losses: list[float] = []
    for _ in range(n_steps):
        hidden = torch.tanh(inputs @ w1 + b1)
        errors = hidden @ w2 + b2 - targets
        losses.append(errors.square().mean().item())
        by_output = 2 * errors / errors.numel()
        by_z = (by_output @ w2.T) * (1 - hidden**2)
        w2 = w2 - rate * hidden.T @ by_output
        b2 = b2 - rate * by_output.sum(dim=0)
        w1 = w1 - rate * inputs.T @ by_z
        b1 = b1 - rate * by_z.sum(dim=0)
    return losses


def losses_by_module(
    network: nn.Module, inputs: Tensor, targets: Tensor, rate: float, n_steps: int
) -> list[float]:
    """Train any network, and return the loss before each step."""
    optimiser = torch.optim.SGD(network.parameters(), lr=rate)
    losses: list[float] = []
    for _ in range(n_steps):
        loss = nn.functional.mse_loss(network(inputs), targets)
        losses.append(loss.item())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return losses


# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    for xor_seed in range(3):
        xor_draws = torch.Generator().manual_seed(332 + xor_seed)
        xor_start = drawn_parameters((2, 4, 1), xor_draws)
        task = XOR_INPUTS, XOR_TARGETS, 0.1, 400
        hand = losses_by_hand(xor_start, *task)
        block = losses_by_module(TwoLayer(xor_start), *task)
        apart = max(abs(a - b) for a, b in zip(hand, block, strict=True))
        print(f"start {xor_seed}: all losses agree to 1e-10: {apart < 1e-10}")
        assert apart < 1e-10 and hand[-1] < hand[0]

# %% [markdown]
# What to see: the same losses, from three starts, at each of 400 steps. Modules, autograd and optimisers add nothing to the mathematics. What they change is what you have to write, what you can
# read, and what you can no longer see.
#
# ## Exercise 2: what the blocks do unseen
#
# *Easy, about 6 minutes.* Somebody makes **one** change in `losses_by_module`, and trains a fresh network from the same start on XOR, as above. What happens to the losses? Return a dictionary from each letter to `"same"` (the same losses, but for rounding), `"other"`
# (other losses, and no error; a warning is none) or `"error"` (the function raises one). Think first; then you may try.
#
# - **a** `optimiser.zero_grad()` is left out.
# - **b** `optimiser.zero_grad()` stands at the end of the loop, after `optimiser.step()`.
# - **c** The line that makes the optimiser stands in the loop, as its first line.
# - **d** The line `loss.backward()` stands there twice, one after the other.
# - **e** The targets come in the shape `[4]` instead of `[4, 1]`.
# - **f** `losses.append(loss.item())` stands at the end of the loop, after `optimiser.step()`.
#
# For example, if somebody doubles the rate, that is `"other"`.
#
# <details><summary>Hint</summary>
#
# Three facts: `backward` adds to `.grad`, and throws the notes of the forward pass away. Plain SGD remembers nothing from step to step. And what does broadcasting make of `[4, 1]` less `[4]`?
#
# </details>


# %% exercise="what_happens" task=2
def what_happens() -> dict[str, str]:
    """Return for each change, ``"a"`` to ``"f"``: "same", "other" or "error"."""
    # BEGIN SOLUTION
    return {
        "a": "other",
        "b": "same",
        "c": "same",
        "d": "error",
        "e": "other",
        "f": "same",
    }
    # END SOLUTION


# %% test="what_happens" points=1
def test_what_happens() -> None:
    thought = "A dictionary from each of the letters a to f to one of the three words."
    found = checks.instance(
        "the result", checks.attempt(what_happens), dict, thought=thought
    )
    checks.equal("the letters", sorted(map(str, found)), [*"abcdef"], thought=thought)
    for letter in "abcdef":
        checks.true(
            f"the word for {letter}",
            found[letter] in ("same", "other", "error"),
            thought='One of "same", "other", "error".',
        )


# %% hidden="what_happens" points=1
def hidden_what_happens() -> None:
    right = {"a": "other", "b": "same", "c": "same"}
    right |= {"d": "error", "e": "other", "f": "same"}
    checks.equal(
        "the words",
        checks.attempt(what_happens),
        right,
        thought="Make each change in a copy of the function, and compare the losses.",
    )


# %% [markdown]
# The changes, made. (If you want to think first, do so before you run this cell: it needs Exercise 1, and shows what happens.)


# %% tags=["demo"]
def losses_changed(
    change: str, network: nn.Module, rate: float, n_steps: int
) -> list[float]:
    """Train a network on XOR by ``losses_by_module`` with one of the six changes."""
    optimiser = torch.optim.SGD(network.parameters(), lr=rate)
    targets = XOR_TARGETS[:, 0] if change == "e" else XOR_TARGETS
    losses: list[float] = []
    for _ in range(n_steps):
        if change == "c":
            optimiser = torch.optim.SGD(network.parameters(), lr=rate)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch warns of e, and goes on
            loss = nn.functional.mse_loss(network(XOR_INPUTS), targets)
        if change != "f":
            losses.append(loss.item())
        if change not in ("a", "b"):
            optimiser.zero_grad()
        loss.backward()
        if change == "d":
            loss.backward()
        optimiser.step()
        if change == "b":
            optimiser.zero_grad()
        if change == "f":
            losses.append(loss.item())
    return losses


def outcome(change: str, parameters: Parameters) -> str:
    """Return what a change does to 50 steps: "same", "other" or "error"."""
    usual = losses_by_module(TwoLayer(parameters), XOR_INPUTS, XOR_TARGETS, 0.1, 50)
    try:
        found = losses_changed(change, TwoLayer(parameters), 0.1, 50)
    except RuntimeError:
        return "error"
    return "same" if np.allclose(found, usual, rtol=1e-9) else "other"


# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    for change in "abcdef":
        outcomes = {
            outcome(
                change, drawn_parameters((2, 4, 1), torch.Generator().manual_seed(k))
            )
            for k in range(3)
        }
        print(change, *outcomes)
        assert len(outcomes) == 1
        assert outcomes == {"error" if change == "d" else "other"} or change in "bcf"

# %% [markdown]
# ## Exercise 3: what each version hides
#
# *Written answer, about 6 minutes.* Compare `losses_by_hand` with `TwoLayer` and `losses_by_module`. Two to four sentences for each point.
#
# 1. **Lines.** A second hidden layer is to be added. Which lines change in each version, and which stay? What does that say about counting lines?
# 2. **Readability.** Name one thing that a reader sees sooner in the version by hand, and one that a reader sees sooner in the other.
# 3. **What is hidden.** Name two things that happen in the version with modules that do not appear in its lines. For one of them, describe a mistake that the version by hand cannot have.

# %% [markdown] answer="two_versions" task=2 points=3
# ### BEGIN SOLUTION
# **A model answer.** (1) By hand: two more tensors to be unpacked, a line for the second hidden layer in the forward pass, one for its gradient in the backward pass, and two for its step: some six lines in three places, which
# must fit each other. With modules: one more layer in the constructor and one more call in `forward`; `losses_by_module` stays as it is, for any network. On the same small network the two are about equally long; the difference
# is in how many lines a *change* touches, and in how many of them can be wrong. (2) By hand one sees the mathematics: which product makes which gradient, what a step costs, that all gradients belong to the
# old weights. In the other version one sees the plan: what the layers are, and that the loop is the usual one (loss, zero, backward, step), whatever the network is. (3) Hidden are, for example: that `backward` **adds** to `.grad`, so that
# a forgotten `zero_grad` sums the gradients of all steps (by hand each gradient is a new variable, and nothing is left over); that the optimiser moves exactly the tensors that it was given, so that a layer in a plain list, or one that was added after
# the optimiser was made, never learns; that `nn.Linear` stores the transpose and draws its initial values from the global generator; that autograd keeps `hidden` and the other intermediate results
# in memory; that `mse_loss` broadcasts targets of another shape.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Half: by hand, changes in forward, backward and step; with modules, in the constructor and `forward` only, and the training loop stays. Half: what counts is what a change touches (or how many places must agree), not the lines of one version.
# - Half: something true that is plainer by hand (the products, the cost, the order of the updates). Half: something true that is plainer with modules (the architecture, the loop that every network shares).
# - Half: two things that do happen unseen. Half: a mistake that follows from one of them, and that the version by hand cannot have.
# ### END SOLUTION

# %% [markdown]
# ## A corridor, folded
#
# Back to the mouse. The left picture shows the optimal value along the corridor, the doors, and how the folds of Lemma 3 make it: with each fold there are twice as many teeth. The right picture counts the units that are needed.
# **Predict** both counts for 5 folds (16 doors), then move the slider.


# %% tags=["demo"] alt="Left, over the place from 0 to 8 metres: the value climbs and falls between -1 and 0 with tops at the four doors at 1, 3, 5 and 7 metres; paler, the tent after one and two folds. Right, over the number of folds, on a logarithmic scale: the units that one hidden layer needs grow to 127, and those of folding layers to 14; at 3 folds 7 and 6 are marked."
def folded_figure(n_folds: int) -> Figure:
    """Draw the corridor's values with the folds that make them, and count units."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    length = 2**n_folds
    x = np.linspace(0, 1, 2049)
    tent = x
    for fold in range(n_folds):
        tent = np.minimum(2 * tent, 2 - 2 * tent)
        if fold < min(2, n_folds - 1):
            name = f"after {fold + 1} fold" + ("s" if fold else "")
            look = (":", "--")[fold]
            left.plot(length * x, tent - 1, look, color="grey", label=name)
    left.plot(length * x, tent - 1, color=plots.PALETTE[0], label=r"$v_*(s)$")
    doors = np.arange(1, length, 2)
    left.plot(doors, 0 * doors, "v", color=plots.PALETTE[1], label="doors")
    left.set(xlabel="place $s$ (m)", ylabel="value (minus metres)", ylim=(-1.1, 0.75))
    left.set_yticks([-1, -0.5, 0])
    left.legend(loc="upper center", ncols=2, fontsize=8)
    folds = np.arange(1, 8)
    for name, counts, marker in (
        ("one hidden layer, at least", 2**folds - 1, "s-"),
        ("layers of two", 2 * folds, "o--"),
    ):
        right.plot(folds, counts, marker, label=name)
    right.axvline(n_folds, color="grey", linestyle=":")
    right.set(xlabel="number of folds $L$", ylabel="hidden units", yscale="log")
    right.set_title(f"L = {n_folds}: {2**n_folds - 1} or {2 * n_folds} units")
    right.legend()
    return figure


controls.interactive_figure(folded_figure, n_folds=controls.slider(1, 7, 1, 3, "folds"))

# %% [markdown]
# What to see: up to three folds it hardly matters, 7 units or 6. With seven it is 127 units against 14.
#
# To build such networks by hand is no pleasure. So write the function that builds them, whatever the widths are. Nearly every network of this course is made by it.
#
# ## Exercise 4: a multilayer perceptron of any widths
#
# *Medium, about 8 minutes.* A **multilayer perceptron** (MLP) is a chain of linear layers with an activation between them. Return it as an `nn.Sequential`:
#
# - for each two neighbours in `n_inputs`, the widths in `hidden`, `n_outputs` one `nn.Linear`, with its bias and with initial values of its own, as `nn.Linear` draws them (in which order the layers are made does not matter);
# - after each hidden layer an activation: what a call of `activation()` returned that was made **for this layer** (calls that are not needed do no harm). Nothing after the last layer;
# - the `nn.Sequential` holds these layers directly, in this order. So the linear layers are numbers 0, 2, 4, ..., and their tensors are called `0.weight`, `0.bias`, `2.weight` and so on;
# - with an empty `hidden` there is one linear layer;
# - if a width (inputs and outputs included) is below 1, `mlp` raises a `ValueError` whose text holds such a number, as a number of its own (`10` does not say `0`). (`nn.Linear(0, 1)` only warns, and would give the same output for all inputs);
# - `hidden` may be a tuple, a list, a range or another sequence, and stays as it is.
#
# `mlp(4, (8, 16), 2)` is Linear 4 to 8, ReLU, Linear 8 to 16, ReLU, Linear 16 to 2, and has $5 \cdot 8 + 9 \cdot 16 + 17 \cdot 2 = 218$ numbers to train.
#
# <details><summary>Hint</summary>
#
# `itertools.pairwise([4, 8, 2])` gives `(4, 8)` and `(8, 2)`. Collect the layers in a list; it has one activation too many in the end. `nn.Sequential(*layers)` takes them apart.
#
# </details>


# %% exercise="mlp" task=3 forbid="rlcourse.agents.networks rlcourse.agents.dqn"
def mlp(
    n_inputs: int,
    hidden: Sequence[int],
    n_outputs: int,
    activation: Callable[[], nn.Module] = nn.ReLU,
) -> nn.Sequential:
    """Build linear layers with an activation between them, none after the last.

    Args:
        n_inputs: Number of inputs.
        hidden: Width of each hidden layer, in any sequence; empty for a single linear
            layer.
        n_outputs: Number of outputs.
        activation: Makes a new activation at each call.

    Raises:
        ValueError: A width is below 1; the text holds such a width.
    """
    # BEGIN SOLUTION
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"a width is {min(widths)}, expected at least 1 for each")
    layers: list[nn.Module] = []
    for n_from, n_to in itertools.pairwise(widths):
        layers += [nn.Linear(n_from, n_to), activation()]
    return nn.Sequential(*layers[:-1])
    # END SOLUTION


# %% test="mlp" points=1
def test_mlp() -> None:
    for made, kinds, shapes in (
        (
            checks.attempt(mlp, 4, (8, 16), 2),
            ["Linear", "ReLU", "Linear", "ReLU", "Linear"],
            {"0.weight": (8, 4), "2.weight": (16, 8), "4.weight": (2, 16)},
        ),
        (
            checks.attempt(mlp, 3, [5], 1, nn.Tanh),
            ["Linear", "Tanh", "Linear"],
            {"2.bias": (1,)},
        ),
        (
            checks.attempt(mlp, 3, (), 2),
            ["Linear"],
            {"0.weight": (2, 3), "0.bias": (2,)},
        ),
    ):
        network = checks.instance(
            "the network", made, nn.Sequential, thought="An nn.Sequential of layers."
        )
        checks.equal(
            "the kinds of its layers",
            [type(layer).__name__ for layer in network],
            kinds,
            thought="Linear, activation, Linear and so on: does it end with Linear?",
        )
        state = network.state_dict()
        for name, shape in shapes.items():
            checks.tensor(
                name,
                state.get(name),
                shape=shape,
                thought="From which width to which does each layer lead?",
            )
    thought = "Has each hidden layer an activation of its own, from a call of its own?"
    learning = checks.attempt(mlp, 1, (2, 3), 1, nn.PReLU)
    n_numbers = sum(one.numel() for one in learning.parameters())
    checks.equal("how many numbers it has", n_numbers, 4 + 9 + 4 + 2, thought=thought)
    checks.raises(
        ValueError,
        lambda: mlp(2, (3, 0), 1),
        mentions="0",
        thought="Is a width of 0 refused, and named?",
    )


# %% hidden="mlp" points=2
def hidden_mlp() -> None:
    rng = np.random.default_rng(333)

    def prelu(z: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(z > 0, z, 0.25 * z)

    for n_inputs, hidden, n_outputs, activation, bend in (
        (1, (), 1, nn.ReLU, checks.relu),
        (5, [], 3, nn.Tanh, np.tanh),
        (2, (7,), 4, nn.ReLU, checks.relu),
        (3, [4, 6], 2, nn.Tanh, np.tanh),
        (4, (4, 4, 4), 4, nn.ReLU, checks.relu),
        (1, (1, 1, 1, 1, 1), 1, nn.Tanh, np.tanh),
        (6, (9, 2, 5), 1, nn.PReLU, prelu),
        (2, (60,), 30, nn.ReLU, checks.relu),
        (3, range(5, 8), 2, nn.Tanh, np.tanh),
        (2, range(0), 2, nn.ReLU, checks.relu),
        (2, range(6, 2, -2), 1, nn.ReLU, checks.relu),
    ):
        with checks.unchanged(hidden=hidden):
            if activation is nn.ReLU:
                network = checks.attempt(mlp, n_inputs, hidden, n_outputs)
            else:
                network = checks.attempt(mlp, n_inputs, hidden, n_outputs, activation)
        thought = "Is it an nn.Sequential of linear layers and activations, in order?"
        checks.instance("the network", network, nn.Sequential, thought=thought)
        pairs = [*itertools.pairwise([n_inputs, *hidden, n_outputs])]
        name = activation.__name__
        kinds = ["Linear", *[name, "Linear"] * len(hidden)]
        found = [type(layer).__name__ for layer in network]
        checks.equal("its layers", found, kinds, thought=thought)
        state = network.state_dict()
        wanted = {f"{2 * k}.weight": pair[::-1] for k, pair in enumerate(pairs)}
        wanted |= {f"{2 * k}.bias": pair[1:] for k, pair in enumerate(pairs)}
        if activation is nn.PReLU:
            wanted |= {f"{2 * k + 1}.weight": (1,) for k in range(len(hidden))}
        shapes = {name: tuple(one.shape) for name, one in state.items()}
        thought = "Has each layer its sizes, its bias and its number in the chain?"
        checks.equal("the names and shapes", shapes, wanted, thought=thought)
        checks.equal(
            "how many tensors can be trained",
            len([*network.parameters()]),
            len(wanted),
            thought="Has each hidden layer an activation that is made for it?",
        )
        checks.true(
            "weights that can be trained",
            all(one.requires_grad for one in network.parameters()),
            thought="Will an optimiser be able to move them all?",
        )
        weights = [checks.to_array(state[f"{2 * k}.weight"]) for k in range(len(pairs))]
        biases = [checks.to_array(state[f"{2 * k}.bias"]) for k in range(len(pairs))]
        for one, (n_from, _) in zip(weights + biases, pairs * 2, strict=True):
            ends = np.array([one.max(), -one.min()]) * math.sqrt(n_from)
            low = 1 - 40 / one.size  # not reached once in e^20 draws
            checks.true(
                "the initial values",
                bool(np.all((low < ends) & (ends <= 1 + 1e-5)) and ends.max() > 0),
                thought="Are they those that nn.Linear begins with?",
            )
        for n_batch, scale in ((5, 1.0), (1, 100.0), (0, 1.0)):
            x = rng.normal(scale=scale, size=(n_batch, n_inputs)).astype(np.float32)
            values = x.astype(float)
            for k, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
                values = (values if k == 0 else bend(values)) @ weight.T + bias
            checks.close(
                "the output",
                checks.attempt(network, torch.from_numpy(x)),
                values,
                rtol=1e-4,
                atol=1e-4 * scale,
                thought="An activation after each hidden layer, none after the last?",
            )
    made = [checks.attempt(mlp, 3, (3, 3), 3) for _ in range(2)]
    drawn = [one.tolist() for two in made for one in two.parameters() if one.ndim == 2]
    checks.true(
        "layers with numbers of their own",
        len(drawn) == 6 and not any(one in drawn[:k] for k, one in enumerate(drawn)),
        thought="Does each layer, and each network, draw numbers of its own?",
    )
    calls: list[nn.LeakyReLU] = []

    def leaky() -> nn.Module:
        """Make an activation that is steeper than those before."""
        calls.append(nn.LeakyReLU(0.125 * (len(calls) + 1)))
        return calls[-1]

    network = checks.attempt(mlp, 2, (3, 3, 3), 2, leaky)
    thought = "Has each hidden layer what a call of its own returned?"
    checks.equal("the number of layers", len(network), 7, thought=thought)
    found = [getattr(network[k], "negative_slope", None) for k in (1, 3, 5)]
    made_by_call = [one.negative_slope for one in calls]
    checks.true(
        "the activations",
        len({*found}) == 3 and {*found} <= {*made_by_call},
        thought=thought,
    )
    for settings, width in (
        ((0, (3,), 1), "0"),
        ((2, (3,), 0), "0"),
        ((2, (), -1), "-1"),
        ((-4, (), 1), "-4"),
        ((2, (0,), 1), "0"),
        ((2, (5, 4, -7), 1), "-7"),
        ((2, [-3, 5], 1), "-3"),
        ((10, (0, 20), 30), "0"),
        ((10, (20, 30), 0), "0"),
        ((0, (20, 100), 30), "0"),
        ((12, (20, -2), 32), "-2"),
    ):
        thought = "Is every width below 1 refused, at each place, and named?"
        told = checks.raises(
            ValueError,
            lambda settings=settings: mlp(*settings),
            mentions=width,
            thought=thought,
        )
        as_its_own = re.search(rf"(?<!\d){width}(?!\d)", told) is not None
        checks.true("the text of the error", as_its_own, thought=thought)


# %% [markdown]
# Your function against Lemma 3. (This cell needs Exercise 4.) The weights of the folds are written into a `state_dict` by their names, and loaded into `mlp(1, [2] * n_folds, 1)`. **Predict:** how exact will the values be?


# %% tags=["demo", "nbval-check-output"]
def folded_state(n_folds: int) -> dict[str, Tensor]:
    """Return the weights of Lemma 3, by the names that ``mlp`` gives to them."""
    state = {
        "0.weight": torch.full((2, 1), 0.5**n_folds),
        "0.bias": torch.tensor([0.0, -0.5]),
    }
    for layer in range(1, n_folds):
        state[f"{2 * layer}.weight"] = torch.tensor([[2.0, -4.0], [2.0, -4.0]])
        state[f"{2 * layer}.bias"] = torch.tensor([0.0, -0.5])
    state[f"{2 * n_folds}.weight"] = torch.tensor([[2.0, -4.0]])
    state[f"{2 * n_folds}.bias"] = torch.tensor([-1.0])
    return state


with checks.demonstration():
    for n_folds in range(1, 8):
        folded = mlp(1, [2] * n_folds, 1)
        folded.load_state_dict(folded_state(n_folds))
        metres = torch.linspace(0, 2**n_folds, 1025)
        with torch.no_grad():
            errors = folded(metres[:, None])[:, 0] - corridor_values(metres, n_folds)
        worst = errors.abs().max()
        n_units, n_doors = 2 * n_folds, 2 ** (n_folds - 1)
        print(f"{n_doors:2} doors, {n_units:2} units: largest error {worst.item():g}")
        assert worst == 0.0

# %% [markdown]
# What to see: no error at all, at 1,025 places. (The folds multiply by powers of 2, and we chose the places accordingly, so `float32` does not round.)
#
# ## Minibatches
#
# Now the training. (No exercise is needed here.) Take the four points of XOR, and a network with random numbers. There are six minibatches of two points. **Predict:** how do their six gradients compare with the gradient of all four points, and how does their mean?


# %% tags=["demo", "nbval-check-output"]
def gradient_of(network: nn.Module, rows: Sequence[int]) -> Tensor:
    """Return the gradient of the loss of some points of XOR, as one long vector."""
    chosen = [*rows]
    loss = nn.functional.mse_loss(network(XOR_INPUTS[chosen]), XOR_TARGETS[chosen])
    parts = torch.autograd.grad(loss, [*network.parameters()])
    return torch.cat([part.flatten() for part in parts])


def show_average(n_networks: int) -> None:
    """Compare gradients of all minibatches of two with that of all four points."""
    for seed in range(n_networks):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = nn.Sequential(
                nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)
            ).double()
        whole = gradient_of(network, range(4))
        six = [
            gradient_of(network, pair) for pair in itertools.combinations(range(4), 2)
        ]
        nearest = min((one - whole).norm().item() for one in six)
        gap = (sum(six) / 6 - whole).norm().item()
        print(
            f"network {seed}: none of the six equals the whole: {nearest > 1e-3}",
            end=", ",
        )
        print(f"their mean does: {gap < 1e-12}")
        assert nearest > 1e-3 and gap < 1e-12


show_average(3)

# %% [markdown]
# What to see: each minibatch leads a little astray, and none on average. A step costs half as much here; with a million examples and minibatches of 32, a tiny fraction.
#
# ## Exercise 5: one epoch
#
# *Medium, about 12 minutes.* Train a network for one epoch, as in the pseudocode, with the mean squared error over **all** entries of a minibatch. Everything is on the CPU; inputs, targets and network have
# the same dtype, `float32` or `float64`; the optimiser was made for all weights of the network.
#
# - The order of the examples is `torch.randperm(n, generator=generator)`, drawn once. Your function itself draws nothing else, from no generator at all (a layer of the network, dropout for example, may). The first minibatch holds the first `batch_size` of that order,
#   the next one the next, and so on. The last one may be shorter, and is **not** left out.
# - For each minibatch: run the network once, forget old gradients (some may be there at the start; `None` and zeros are both right), compute the new ones, and let the optimiser make one step.
# - Return the mean, over all $n$ examples, of the loss of the minibatch that the example was in, computed before the step, as a plain Python float. So a short last minibatch counts for as many examples as it has.
# - Inputs and targets stay as they are. So do the modes (`train` or `eval`) of the network and of each of its layers, during the epoch too.
#
# A network of one weight (0 at first) and no bias, three equal examples with the input 1 and the target 1, a minibatch size of 2, and SGD with a rate of 0.25: the first minibatch has the loss 1 and the gradient $-2$, so the weight becomes 0.5. The
# second, of one example, has the loss 0.25 and the gradient $-1$, so the weight becomes 0.75. The result is $(2 \cdot 1 + 1 \cdot 0.25) / 3 = 0.75$.
#
# <details><summary>Hint</summary>
#
# `order.split(batch_size)` cuts a tensor into pieces, the last one shorter if need be; `inputs[piece]` takes these rows. Multiply each minibatch's loss by `len(piece)` before you add it up.
#
# </details>


# %% exercise="train_epoch" task=3
def train_epoch(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    batch_size: int,
    generator: torch.Generator,
) -> float:
    """Train a network for one epoch by minibatches, on the mean squared error.

    Args:
        network: Maps ``[batch, n_in]`` to ``[batch, n_out]``; its weights change.
        optimiser: Moves the weights of the network.
        inputs: Shape ``[n, n_in]``, n at least 1, on the CPU.
        targets: Shape ``[n, n_out]``, on the CPU.
        batch_size: Number of examples in a minibatch, at least 1.
        generator: Draws the order, on the CPU.

    Returns:
        The mean, over all examples, of the loss of the minibatch that the example was
        in, before the step.
    """
    # BEGIN SOLUTION
    total = 0.0
    for piece in torch.randperm(len(inputs), generator=generator).split(batch_size):
        loss = nn.functional.mse_loss(network(inputs[piece]), targets[piece])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(piece)
    return total / len(inputs)
    # END SOLUTION


# %% test="train_epoch" points=1
def test_train_epoch() -> None:
    for n, batch_size, weight, right, thought in (
        (3, 2, 0.75, 0.75, "Two minibatches, of 2 and of 1: losses 1 and 0.25."),
        (2, 5, 0.5, 1.0, "Fewer examples than a minibatch holds: one step."),
        (4, 2, 0.75, 0.625, "Two minibatches of 2: losses 1 and 0.25."),
    ):
        network = nn.Linear(1, 1, bias=False, dtype=torch.float64)
        with torch.no_grad():
            network.weight.zero_()
        network.weight.grad = torch.full_like(network.weight, 100.0)  # from elsewhere
        optimiser = torch.optim.SGD(network.parameters(), lr=0.25)
        inputs, targets = (torch.ones(n, 1, dtype=torch.float64) for _ in range(2))
        generator = torch.Generator().manual_seed(n)
        with checks.unchanged(inputs=inputs, targets=targets):
            found = checks.attempt(
                train_epoch, network, optimiser, inputs, targets, batch_size, generator
            )
        checks.equal(
            "the type of the mean loss",
            type(found).__name__,
            "float",
            thought="`.item()` makes a plain Python number of a tensor.",
        )
        checks.close(
            f"the weight ({n} examples)",
            network.weight,
            [[weight]],
            thought=f"{thought} Is each old gradient forgotten?",
            rtol=1e-9,
        )
        checks.close(
            f"the mean loss ({n} examples)",
            found,
            right,
            thought=f"{thought} Each example counts once.",
            rtol=1e-9,
        )


# %% hidden="train_epoch" points=2
def hidden_train_epoch() -> None:
    import copy

    draws = torch.Generator().manual_seed(334)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=draws, dtype=torch.float64)

    def made(network: nn.Module, kind: str) -> torch.optim.Optimizer:
        if kind == "momentum":
            return torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
        if kind == "adamw":
            return torch.optim.AdamW(network.parameters(), lr=0.01, eps=0.1)
        return torch.optim.SGD(network.parameters(), lr=0.1)

    for n, n_in, n_out, batch_size, kind, mode, odd, dtype in (
        (1, 1, 1, 1, "sgd", True, False, torch.float64),
        (1, 3, 2, 4, "momentum", True, True, torch.float64),
        (7, 2, 3, 3, "sgd", True, False, torch.float32),
        (6, 3, 1, 2, "momentum", False, False, torch.float64),
        (5, 4, 2, 1, "adamw", True, True, torch.float64),
        (9, 1, 4, 9, "sgd", False, True, torch.float64),
        (10, 2, 2, 11, "adamw", True, False, torch.float32),
        (50, 3, 2, 16, "momentum", True, True, torch.float64),
        (35, 2, 1, 8, "adamw", False, True, torch.float64),
    ):
        # The last but one layer may be odd: in the mode that the network is not in.
        layers: list[nn.Module] = [nn.Linear(n_in, 5), nn.Tanh()]
        if odd or not mode:
            layers.append(nn.Dropout(0.5))
        if odd and not mode:
            layers.append(nn.BatchNorm1d(5))
        layers.append(nn.Linear(5, n_out))
        network = nn.Sequential(*layers).to(dtype).train(mode)
        if odd:
            network[-2].train(not mode)
        modes = [one.training for one in network.modules()]
        tight = dtype == torch.float64
        with torch.no_grad():
            for one in network.parameters():
                one.copy_(drawn(*one.shape))
        twin = copy.deepcopy(network)
        optimiser, other = made(network, kind), made(twin, kind)
        inputs, targets = drawn(n, n_in).to(dtype), drawn(n, n_out).to(dtype)
        targets = 3.0 * targets + 2.0
        generator = torch.Generator().manual_seed(n)
        same = torch.Generator().manual_seed(n)
        for one in network.parameters():
            one.grad = torch.full_like(one, 100.0)
        for _ in range(3):
            # Written another way: from the slope in each prediction, row by row.
            order, squares = torch.randperm(n, generator=same).tolist(), 0.0
            for start in range(0, n, batch_size):
                rows = order[start : start + batch_size]
                guess = twin(inputs[rows])
                errors = (guess - targets[rows]).detach()
                squares += float((errors**2).sum())
                other.zero_grad()
                guess.backward(2 * errors / errors.numel())
                other.step()
            with checks.unchanged(inputs=inputs, targets=targets):
                found = checks.attempt(
                    train_epoch,
                    network,
                    optimiser,
                    inputs,
                    targets,
                    batch_size,
                    generator,
                )
            checks.equal(
                "the type",
                type(found).__name__,
                "float",
                thought="Is it a plain Python float?",
            )
            checks.close(
                "the mean loss",
                found,
                squares / (n * n_out),
                thought="Does each example count once, with its loss before the step?",
                rtol=1e-9 if tight else 1e-4,
                atol=1e-12 if tight else 1e-5,
            )
            for one, right in zip(network.parameters(), twin.parameters(), strict=True):
                checks.tensor(
                    "a weight",
                    one.detach(),
                    dtype=dtype,
                    thought="Does the network keep its dtype?",
                )
                checks.close(
                    "a weight",
                    one.detach(),
                    right.detach(),
                    thought="One step for each minibatch, in the order that is asked "
                    "for, with fresh gradients, and the last one is not left out?",
                    rtol=1e-9 if tight else 1e-4,
                    atol=1e-12 if tight else 1e-5,
                )
            for one, right in zip(network.buffers(), twin.buffers(), strict=True):
                checks.close(
                    "a buffer",
                    one.double(),
                    right.double(),
                    thought="Does the network see each minibatch once?",
                    rtol=1e-9 if tight else 1e-4,
                    atol=1e-12 if tight else 1e-5,
                )
            checks.equal(
                "the modes",
                [one.training for one in network.modules()],
                modes,
                thought="Does each layer's mode stay as it was?",
            )
        checks.close(
            "what the generator draws next",
            torch.rand(3, generator=generator),
            torch.rand(3, generator=same),
            thought="Is there one permutation for each epoch, and no other draw?",
        )
    network = nn.Sequential(nn.Linear(2, 1)).double()
    optimiser = torch.optim.SGD(network.parameters(), lr=0.0)
    checks.draws_only_from_its_generator(
        lambda fresh: checks.attempt(
            train_epoch, network, optimiser, drawn(6, 2) * 0, drawn(6, 1) * 0, 2, fresh
        ),
        kind="torch",
        varies=False,
        thought="Does all randomness come from the generator?",
    )


# %% [markdown]
# ## What training makes of depth
#
# Now let descent find the values of a corridor of 8 metres with four doors, from 128 places. (This needs Exercises 4 and 5.) Inputs are centred and scaled to lie between $-2$ and 2. Four architectures, each from three random starts, 200 epochs of
# 4 minibatches with Adam (Part 0.3; `fused=True` makes its step in fewer calls):
#
# - **32**: one hidden layer;
# - **32, 32**: one more hidden layer;
# - **384**: one hidden layer, but with as many numbers to train as 32, 32 (1,153);
# - **2, 2, 2**: the widths with which Lemma 3 is exact, and 19 numbers.
#
# We report the share of the variance of the values that is left unexplained, as a mean over the last fifth of the epochs. **Predict** the order of the four. Is the last one, which could be exact, the best? (Some seconds.)


# %% tags=["demo"]
FOLDS, N_PLACES, N_EPOCHS = 3, 128, 200
ARCHITECTURES = {"32": (32,), "32, 32": (32, 32), "384": (384,), "2, 2, 2": (2, 2, 2)}
corridor_places = (torch.arange(N_PLACES) + 0.5) * (2**FOLDS / N_PLACES)
corridor_inputs = (corridor_places / 2 - 2)[:, None]  # [128, 1], from -2 to 2
corridor_targets = corridor_values(corridor_places, FOLDS)[:, None]  # [128, 1]


def trained(hidden: Sequence[int], seed: int) -> tuple[nn.Sequential, float]:
    """Train an MLP on the corridor.

    Args:
        hidden: Width of each hidden layer.
        seed: Of the initial values and of the order of the examples.

    Returns:
        The network, and the share of the variance that it leaves unexplained.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = mlp(1, hidden, 1)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01, fused=True)
    generator = torch.Generator().manual_seed(seed)
    data = corridor_inputs, corridor_targets
    losses = [
        train_epoch(network, optimiser, *data, 32, generator) for _ in range(N_EPOCHS)
    ]
    late = losses[-N_EPOCHS // 5 :]
    variance = corridor_targets.var(correction=0).item()
    return network, sum(late) / len(late) / variance


def right_way(network: nn.Module) -> float:
    """Return the share of inner places where the higher neighbour is the nearer door's.

    Places exactly between two doors, or beside a door, do not count.
    """
    with torch.no_grad():
        learned = network(corridor_inputs)[:, 0]
    exact = corridor_targets[:, 0]
    rises = exact[2:] - exact[:-2]  # walking right, less walking left
    counts = rises.abs() > 1e-6
    agrees = (learned[2:] - learned[:-2]) * rises > 0
    return agrees[counts].double().mean().item()


with checks.demonstration():
    results = {
        name: [trained(widths, seed) for seed in range(335, 338)]
        for name, widths in ARCHITECTURES.items()
    }
    for name, runs in results.items():
        shares = [share for _, share in runs]
        ways = [right_way(network) for network, _ in runs]
        n_numbers = sum(one.numel() for one in runs[0][0].parameters())
        print(f"{name:7} ({n_numbers:4} numbers): unexplained", end=" ")
        print(f"{min(shares):.1%} to {max(shares):.1%}", end=", right way at ")
        print(f"{min(ways):.0%} to {max(ways):.0%} of the places")
    means = {
        name: sum(share for _, share in runs) / len(runs)
        for name, runs in results.items()
    }
    assert means["32, 32"] < 0.2 < means["32"]
    assert means["384"] < 0.6 * means["32"]
    assert means["2, 2, 2"] > 0.7
    for one_layer, two_layers in zip(results["32"], results["32, 32"], strict=True):
        assert two_layers[1] < one_layer[1]
    assert min(right_way(network) for network, _ in results["32"]) > 0.8
    assert max(right_way(network) for network, _ in results["2, 2, 2"]) < 0.7


# %% tags=["demo"] alt="Values over the place in a corridor of 8 metres: the exact ones go up and down with tops at the doors at 1, 3, 5 and 7 metres. The network with two hidden layers of 32 follows all four teeth, the one with a single hidden layer of 32 rises towards most doors, but much too gently, and the one with three layers of 2 is flat."
def learned_figure(learned: Mapping[str, nn.Module]) -> Figure:
    """Draw what networks learned of the corridor, over the exact values."""
    figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
    colours = plots.colours_of(tuple(ARCHITECTURES))
    x = corridor_places.numpy()
    exact = corridor_targets[:, 0].numpy()
    axes.plot(x, exact, color="0.75", linewidth=6, label="exact")
    for name, network in learned.items():
        with torch.no_grad():
            y = network(corridor_inputs)[:, 0].numpy()
        axes.plot(x, y, label=name, **plots.look_of(colours[name]))
    axes.set(xlabel="place $s$ (m)", ylabel="value (minus metres)")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), title="hidden layers")
    return figure


with checks.demonstration():
    learned_figure({name: results[name][0][0] for name in ("32", "32, 32", "2, 2, 2")})
    plt.show()

# %% [markdown]
# What to see, and what not to conclude:
#
# - **One more layer helped**, from each of three starts. But it brought twelve times as many numbers along. The single layer of 384 units, with exactly as many numbers, was far better than 32 as well. So this experiment does not show that *depth* was the cause.
# - **The mouse asks for less.** The single layer of 32 leaves much unexplained, and yet it points the right way nearly everywhere: it rises towards the doors, only too gently. What a mouse that goes uphill needs is the *order* of the values. (Part 5.2 meets that again.)
# - **What can be represented need not be found.** The widths 2, 2, 2 can be exact, as you have seen. From random starts descent does not come near: the lines are flat, or nearly so. That is one reason why networks are made much larger than they would have to be.
# - The lemma compares the *smallest* networks that are exact. It says nothing of those that are large enough and trained.
#
# ## Weights in a file
#
# `torch.save(network.state_dict(), path)` writes the names and the numbers, and nothing of your code. Three things can go wrong between tonight and tomorrow. See each of them once.
#
# **The write that breaks off.** The disk is full, or the cluster ends your job. To imitate that, here is a layer whose state cannot be written; a network with it makes `torch.save` fail on the way. **Predict:** there is a good file already, and the
# new one is to replace it. What is in the file after the failure?


# %%
class Jammed(nn.Linear):
    """A layer whose state cannot be written: it stands for a disk that is full."""

    def get_extra_state(self) -> object:
        """Return something that no file can hold."""
        return lambda: None


def is_whole(path: Path) -> bool:
    """Whether a file is there and can be read as weights."""
    try:
        torch.load(path, map_location="cpu", weights_only=True)
    except Exception:
        return False
    return True


# %% tags=["demo", "nbval-check-output"]
def show_torso() -> None:
    """Let a save fail over a good file, and look at what is left."""
    with checks.folder() as place:
        path = place / "night.pt"
        torch.save(nn.Linear(2, 1).state_dict(), path)
        print(f"after the first save, the file is whole: {is_whole(path)}")
        try:
            torch.save(Jammed(2, 1).state_dict(), path)
        except (AttributeError, pickle.PicklingError):  # it depends on Python's version
            print("the second save fails")
        print(f"now the file is whole: {is_whole(path)}")
        assert not is_whole(path)


show_torso()

# %% [markdown]
# What to see: both are lost, the new weights and the old ones. `torch.save` opens the file first, which empties it, and writes afterwards. The remedy is the habit of every program that must not lose files: write **beside** the path, and when
# all is written, move the file to its place. On one and the same file system, `Path.replace` does that in one step: at each moment there is the old file at the path, or the new one. (A job that is killed leaves its unfinished file behind, which harms nothing: the next save writes over it. A machine that loses power needs one more call, `os.fsync`, which we leave out.)
#
# ## Exercise 6: save, whole or not at all
#
# *Medium, about 10 minutes.* Write `network.state_dict()` to `path` with `torch.save`, so that
#
# - the file holds this dictionary and nothing else: the same names, numbers and dtypes (the device does not matter, and a plain `dict` will do);
# - **at each moment** there is the older file at `path`, whole (or none, if there was none), or the new one, whole: write another file in the same folder first (or in a new folder inside it), and when it is complete, move it to `path` in one step, with `Path.replace` for example, the first time too;
# - if `network.state_dict()` or `torch.save` raises an `Exception`, of whatever kind and at whatever moment, this very exception (not one that is made anew) goes on to the caller, and what was at `path` before is still there;
# - after a success and after such a failure, your function has left no other file (and no folder) there, and the files of others are as they were. You may assume that no other file has a name that contains the name of `path`: for `night.pt`,
#   the name `night.pt.unfinished` is free, but `night.tmp` and `night_new.pt` may be taken;
# - the network stays as it is.
#
# After `save_weights(folder / "night.pt", network)` there is one file more in an empty folder, `night.pt`.
#
# <details><summary>Hint</summary>
#
# `path.with_name(path.name + ".unfinished")` is a path in the same folder. What stands in a `finally:` block happens in either case, and `unlink(missing_ok=True)` deletes a file if it is there.
#
# </details>


# %%
def check_file(found: object, state: Mapping[str, Tensor]) -> None:
    """Hold what a file held against a network's state."""
    thought = "The file holds network.state_dict(), and nothing around it."
    saved = checks.instance("what the file holds", found, dict, thought=thought)
    names = sorted(map(str, saved))
    checks.equal("the names in the file", names, sorted(state), thought=thought)
    for name, right in state.items():
        one = checks.tensor(
            "a tensor in the file",
            saved[name],
            shape=right.shape,
            dtype=right.dtype,
            thought="The network's own tensors, of its own dtype.",
        )
        checks.close(
            "a tensor in the file",
            one,
            right,
            rtol=0.0,
            atol=0.0,
            thought="Are they the numbers of the network, in full precision?",
        )


# %% exercise="save_weights" task=4 forbid="rlcourse.agents.checkpoints"
def save_weights(path: Path, network: nn.Module) -> None:
    """Write a network's state to a file that appears whole or not at all.

    Args:
        path: The file; its folder is there. A file that is there already is replaced.
        network: On any device; it is not changed.

    Raises:
        Exception: What ``state_dict`` or ``torch.save`` raised. What was at the path is
            still there.
    """
    # BEGIN SOLUTION
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        torch.save(network.state_dict(), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    # END SOLUTION


# %% test="save_weights" points=1
def test_save_weights() -> None:
    old, new = nn.Linear(2, 3), nn.Sequential(nn.Linear(2, 1), nn.Tanh())
    with checks.folder() as place:
        path = place / "night.pt"
        for network in (old, new):
            with checks.unchanged(network=network):
                checks.attempt(save_weights, path, network)
            checks.equal(
                "the files in the folder",
                checks.listing(place),
                ["night.pt"],
                thought="One file, at the path, and nothing beside it.",
            )
            saved = checks.stored(
                path, thought="Is the finished file moved to this path?"
            )
            check_file(saved, network.state_dict())
        checks.raises(
            Exception,
            lambda: save_weights(path, Jammed(2, 1)),
            thought="If writing fails, the caller has to hear of it.",
        )
        checks.equal(
            "the files in the folder, after a save that failed",
            checks.listing(place),
            ["night.pt"],
            thought="Is the unfinished file deleted?",
        )
        saved = checks.stored(path, thought="Is the old file still whole?")
        check_file(saved, new.state_dict())


# %% hidden="save_weights" points=2
def hidden_save_weights() -> None:
    import ast

    from rlcourse.checks.writing import Broken, Faulty, Watching

    generator = torch.Generator().manual_seed(336)
    norm = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    mixed = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 5).double())
    plain = nn.Sequential(nn.Linear(1, 1), nn.ReLU())
    for number, (network, name) in enumerate(
        (
            (norm, "night.pt"),
            (mixed, "weights.v2.pt"),
            (plain, "best.of 3.bin"),
            (nn.Sequential(nn.Linear(300, 40)), "w.2026-11-30"),
            (nn.Sequential(nn.ReLU()), "nothing to learn.pt"),
        )
    ):
        for values in network.state_dict().values():
            if values.is_floating_point():
                drawn = torch.randn(
                    values.shape, generator=generator, dtype=torch.float64
                )
                values.copy_(drawn / 3)
            else:
                values.fill_(2**40 + 1)
        network = checks.Counted(*network).train(number != 1)
        for one in network.parameters():
            one.grad = torch.full_like(one, 2.0)
        network.requires_grad_(number != 2)
        right = {
            name: one.detach().clone() for name, one in network.state_dict().items()
        }
        with checks.folder() as place:
            path = place / name
            others = [
                f"{path.stem}.tmp",
                f"{path.stem}.unfinished",
                "evening.unfinished",
            ]
            others += [f"{path.stem}_new{path.suffix}"]
            others += ["a.pt", "a.pt.unfinished", "b.tmp", "c.part", "notes", "d.new"]
            for other in others:
                checks.store(place / other, {"other": torch.zeros(1)})
            if number % 2:
                checks.store(path, {"older": torch.zeros(1)})
            for _ in range(2):
                with checks.unchanged(network=network):
                    checks.attempt(save_weights, path, network)
                thought = "Is there one file at the path, and nothing beside it?"
                files = checks.listing(place)
                checks.equal(
                    "the files", files, sorted([*others, name]), thought=thought
                )
            checks.equal(
                "how often the network was moved",
                network.get_buffer("n_moves"),
                0.0,
                thought="Does saving move the network itself?",
            )
            with torch.no_grad():
                for one in network.parameters():
                    one.zero_()
            saved = checks.stored(path, thought="Does the file hold plain tensors?")
            check_file(saved, right)
            # While it is written, the older file has to be there, whole.
            checks.attempt(save_weights, path, nn.Sequential(Watching(path)))
            saved = checks.stored(path, thought="Does the file hold plain tensors?")
            glance = saved.get("0._extra_state") if isinstance(saved, dict) else None
            thought = "Is the older file there, and whole, until the new one is?"
            glance = checks.instance("the state", glance, dict, thought=thought)
            checks.equal(
                "what was at the path during the writing",
                glance.get("whole"),
                True,
                thought=thought,
            )
            n_folders = len(glance.get("folders", ()))
            checks.true(
                "the folders",
                n_folders <= 1,  # for this save: none before
                thought="Is anything left behind by earlier saves?",
            )
            # Where there is no older file, there is none until the new one is whole.
            first = place / "the first.pt"
            checks.attempt(save_weights, first, nn.Sequential(Watching(first)))
            saved = checks.stored(first, thought="Does the file hold plain tensors?")
            early = saved.get("0._extra_state") if isinstance(saved, dict) else None
            thought = "Does a file appear at the path before it is whole?"
            early = checks.instance("the state", early, dict, thought=thought)
            at_once = first.name in early.get("names", ())
            checks.true("the first save", not at_once, thought=thought)
            checks.store(first, {"other": torch.zeros(1)})
            others.append(first.name)
            # A file of another program may have the name of the unfinished one.
            for used in {*glance["names"]} - {*others, name}:
                if name not in used:
                    checks.store(place / used, {"other": torch.zeros(1)})
                    others.append(used)
            # The unfinished file vanishes: the older one must be there still.
            trick = nn.Sequential(Watching(path, [*others, name]))
            with contextlib.suppress(Exception):
                save_weights(path, trick)
            thought = "Is the older file there, and whole, until the new one is?"
            checks.stored(path, thought=thought)
            kept = nn.Sequential(nn.Linear(2, 3))
            checks.attempt(save_weights, path, kept)
            # Fails at once, and after much that could be written, with any error.
            kind = (OSError, RuntimeError, ValueError, KeyError, ZeroDivisionError)[
                number
            ]
            told = f"fault {number}"
            large = nn.Sequential(nn.Linear(200, 50), nn.ReLU())
            for jam, error in (
                (nn.Sequential(Jammed(1, 1)), Exception),
                (nn.Sequential(Faulty(kind, told)), kind),
                (nn.Sequential(*large, Faulty(kind, told)), kind),
                (nn.Sequential(*large, Faulty(KeyError, told)), KeyError),
                (nn.Sequential(Broken(kind, told)), kind),  # before a file is made
                (nn.Sequential(*large, Broken(KeyError, told)), KeyError),
            ):
                for there in (path, place / "brand.new"):
                    thought = (
                        "Does the caller hear of it when writing fails, and of the "
                        "very error that was raised?"
                    )
                    text = checks.raises(
                        error,
                        lambda jam=jam, there=there: save_weights(there, jam),
                        thought=thought,
                    )
                    if error is not Exception:
                        same = text == str(error(told))
                        checks.true("the error", same, thought=thought)
                    thought = "Is nothing left behind by a save that failed?"
                    files = checks.listing(place)
                    checks.equal(
                        "the files", files, sorted([*others, name]), thought=thought
                    )
                thought = "Is the older file still whole after a save that failed?"
                check_file(checks.stored(path, thought=thought), kept.state_dict())
            checks.attempt(save_weights, path, nn.Sequential(Watching(path)))
            saved = checks.stored(path, thought="Does the file hold plain tensors?")
            glance = saved.get("0._extra_state") if isinstance(saved, dict) else None
            thought = "Is a folder left behind by saves that failed?"
            glance = checks.instance("the state", glance, dict, thought=thought)
            now = len(glance.get("folders", ()))
            checks.equal("the folders", now, n_folders, thought=thought)
            for other in others:
                thought = "Do other files in the folder stay as they are?"
                content = checks.stored(place / other, thought=thought)
                checks.equal("another file", content, {"other": [0.0]}, thought=thought)
    # The older file stays where it is until the new one takes its place.
    nodes = [*ast.walk(checks.text_of(save_weights))]
    own = [one for one in nodes if getattr(one, "name", "") == "save_weights"]
    inner = [*ast.walk(own[-1])] if own else []
    named = [one for one in inner if isinstance(one, ast.Name)]
    arguments = [one.arg for one in inner if isinstance(one, ast.arg)]
    taken = arguments[:1]
    stored = [one.id for one in named if isinstance(one.ctx, ast.Store)]
    if {*taken} & {*stored, *arguments[1:]}:
        taken = []  # the name has another meaning, too
    for call in inner:
        if not isinstance(call, ast.Call):
            continue
        made = call.func
        word = getattr(made, "attr", getattr(made, "id", ""))
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Call) and len(first.args) == 1:
            kind = getattr(first.func, "attr", getattr(first.func, "id", ""))
            first = first.args[0] if kind in ("str", "fspath", "Path") else None
        asked = made.value if isinstance(made, ast.Attribute) else None
        at_path = [getattr(one, "id", "") in taken for one in (asked, first)]
        gone = at_path[0] and word in ("unlink", "rename", "replace")
        gone |= at_path[1] and word in ("unlink", "remove")
        moves = ("rename", "renames", "replace", "move")
        gone |= at_path[1] and word in moves and len(call.args) > 1
        checks.true(
            "the older file",
            not gone,
            thought="Is the older file at the path until the new one takes its place?",
        )
    names = checks.names_in(save_weights)
    checks.true(
        "the way to the path",
        bool({"replace", "rename", "renames", "move", "link"} & names),
        thought="Is a complete file moved to the path, in one step, or is it written "
        "there bit by bit?",
    )
    checks.true(
        "the place of the unfinished file",
        not {"gettempdir", "gettempprefix"} & names
        and (
            "tempfile" not in names or bool({"parent", "dirname", "with_name"} & names)
        ),
        thought="Is the unfinished file in the folder of the path?",
    )


# %% [markdown]
# **The file of a stranger.** A file can hold instructions that run when it is opened (Part 5.2 shows one that does). So call `torch.load` with `weights_only=True`. That is the default since PyTorch 2.6; write it down all the same, for whoever runs your code on an older version. With it, only tensors and plain data are read, and all else is a
# `pickle.UnpicklingError`. That is one more reason to save a `state_dict` and not the network: **predict** what happens to the second file here.


# %% tags=["demo", "nbval-check-output"]
def show_two_files() -> None:
    """Save weights, and a whole network, and read both as data."""
    with checks.folder() as place:
        network = nn.Linear(2, 1)
        for name, content in (
            ("state_dict", network.state_dict()),
            ("network", network),
        ):
            torch.save(content, place / name)
            print(f"{name:10}: read with weights_only=True: {is_whole(place / name)}")
        assert is_whole(place / "state_dict") and not is_whole(place / "network")


show_two_files()

# %% [markdown]
# **The file of another architecture.** `load_state_dict` raises a `RuntimeError` if names or shapes do not fit. Good. **Predict:** which layers of the network have changed by then? Here last week's network has 1 output, this week's has 2.


# %% tags=["demo", "nbval-check-output"]
def show_half() -> None:
    """Load weights that do not fit, and say which layers of the network changed."""
    last_week = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    network = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
    before = {name: one.clone() for name, one in network.state_dict().items()}
    try:
        network.load_state_dict(last_week.state_dict())
    except RuntimeError:
        print("load_state_dict raises a RuntimeError")
    changes = {
        name: not torch.equal(one, before[name])
        for name, one in network.state_dict().items()
    }
    for name, has_changed in changes.items():
        print(f"{name:9} has changed: {has_changed}")
    assert list(changes.values()) == [True, True, False, False]


show_half()

# %% [markdown]
# What to see: it complains **after** it has copied all that fits. Whoever catches the error and goes on has a network whose first layer is last week's and whose last layer is not. So compare first, and copy afterwards.
#
# ## Exercise 7: load, all or nothing
#
# *Medium, about 10 minutes.* Copy the weights in a file, as `save_weights` writes it, into a network that is there.
#
# - Read it with `weights_only=True`, and with a `map_location` that works on every machine: the file may come from a GPU that this machine lacks.
# - Numbers are copied **into** the tensors that the network has, by their names, buffers too; a network may have buffers alone, or no tensor at all. In the network nothing else changes: not its device, its modes, its gradients, nor which weights require gradients.
# - The file fits if it has exactly the names of the network's `state_dict`, in any order, and under each name a tensor of the same shape. (A file in another dtype fits: each number is converted, as `copy_` does it, straight to the dtype of the network's tensor. Numbers are `float32`, `float64` or integers.)
#   Compare yourself: `load_state_dict` also takes some files that do not fit, with the shape `[1]` where the network has `[]`, for example.
# - If the file does not fit, the function raises a `ValueError` whose text holds the names of **all** tensors that are missing in the file, are only in the file, or have another shape: all three kinds in the same text (other names may stand there, too). The network stays **exactly as it was**.
# - If the file holds something other than tensors and plain data, the `pickle.UnpicklingError` of `torch.load` goes on to the caller, and so does its error where there is no file. (Whatever `torch.load` can read, you may take for a dictionary from names to tensors.)
#
# For the two networks of the last demonstration the text holds `2.weight` and `2.bias`, and all four tensors are as before.
#
# <details><summary>Hint</summary>
#
# `network.state_dict()` tells which names and shapes are expected. `state.keys() ^ expected.keys()` is the set of names that only one of two dictionaries has.
#
# </details>


# %% exercise="load_weights" task=4 forbid="rlcourse.agents.checkpoints"
def load_weights(path: Path, network: nn.Module) -> None:
    """Copy the weights in a file into a network, all of them or none.

    Args:
        path: A file that holds a ``state_dict``, saved from any device.
        network: Gets the weights; it stays on its device.

    Raises:
        ValueError: The file does not fit the network; the text names each tensor that
            is missing, too many, or of another shape.
        pickle.UnpicklingError: It holds more than tensors and plain data.
    """
    # BEGIN SOLUTION
    state = torch.load(path, map_location="cpu", weights_only=True)
    expected = network.state_dict()
    misfits = {*(state.keys() ^ expected.keys())}
    misfits |= {
        name
        for name in state.keys() & expected.keys()
        if state[name].shape != expected[name].shape
    }
    if misfits:
        raise ValueError(f"{path} does not fit: {', '.join(sorted(misfits))}")
    network.load_state_dict(state)
    # END SOLUTION


# %% test="load_weights" points=1
def test_load_weights() -> None:
    import pickle

    first = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    wanted = {name: one.detach().clone() for name, one in first.state_dict().items()}
    with checks.folder() as place:
        path = place / "night.pt"
        for location in ("cpu", "cuda:99"):
            checks.store(path, first.state_dict(), location=location)
            network = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
            view = network.get_parameter("0.weight").detach()
            checks.attempt(load_weights, path, network)
            for name, right in wanted.items():
                checks.close(
                    name,
                    network.state_dict()[name],
                    right,
                    thought="Are all numbers of the file in the network now?",
                )
            checks.close(
                "the memory that the first weights had",
                view,
                wanted["0.weight"],
                thought="Copied into the tensors that are there?",
            )
        other = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
        with checks.unchanged(network=other):
            checks.raises(
                ValueError,
                lambda: load_weights(path, other),
                mentions=["2.weight", "2.bias"],
                thought="Compare names and shapes before anything is copied.",
            )
        short = nn.Sequential(nn.Linear(2, 3))
        with checks.unchanged(network=short):
            checks.raises(
                ValueError,
                lambda: load_weights(path, short),
                mentions=["2.weight", "2.bias"],
                thought="The file has tensors that the network lacks.",
            )
        checks.store(path, {**wanted, "surprise": print})
        checks.raises(
            pickle.UnpicklingError,
            lambda: load_weights(path, first),
            thought="Which argument makes torch.load refuse it?",
        )


# %% hidden="load_weights" points=2
def hidden_load_weights() -> None:
    import pickle

    generator = torch.Generator().manual_seed(337)

    def filled(network: nn.Module) -> nn.Module:
        """Draw all numbers of a network."""
        for values in network.state_dict().values():
            if values.is_floating_point():
                kind = torch.float64
                drawn = torch.randn(values.shape, generator=generator, dtype=kind)
                values.copy_(drawn)
            else:
                values.fill_(int(torch.randint(2**40, (1,), generator=generator)))
        return network

    def normed() -> nn.Sequential:
        return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))

    def square() -> nn.Sequential:
        return nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))

    def single() -> nn.Sequential:
        return nn.Sequential(nn.Linear(1, 1))

    def doubled() -> nn.Sequential:
        return nn.Sequential(nn.Linear(2, 5), nn.Linear(5, 3)).double()

    def mixed() -> nn.Sequential:
        return nn.Sequential(nn.Linear(2, 5), nn.BatchNorm1d(5).double())

    def unlearned() -> nn.Sequential:
        return nn.Sequential(nn.ReLU(), nn.BatchNorm1d(3, affine=False))

    def empty() -> nn.Sequential:
        return nn.Sequential(nn.ReLU(), nn.Tanh())

    with checks.folder() as place:
        path = place / "weights.bin"
        makers = normed, square, single, doubled, square, mixed, unlearned, empty
        for number, make in enumerate(makers):
            source, network = filled(make()), checks.Counted(*filled(make()).children())
            wanted = {
                name: one.detach().clone() for name, one in source.state_dict().items()
            }
            if make is square:  # another dtype, and another order
                wanted = {
                    name: one.double() + 1e-12 * (k + 1)
                    for k, (name, one) in enumerate(wanted.items())
                }
                wanted = dict(reversed(wanted.items()))
            location = "cuda:77" if number % 2 else "cpu"
            checks.store(path, wanted, location=location)
            network.train(number % 2 == 0).requires_grad_(number != 3)
            for one in network.parameters():
                one.grad = torch.full_like(one, 2.0)
            for one in [*network.parameters()][1:2]:
                one.requires_grad_(number == 3)
            before = dict(network.state_dict())
            views = {name: one.detach() for name, one in before.items()}
            objects = dict(network.named_parameters())
            settings = [
                [one.training for one in network.modules()],
                [one.requires_grad for one in network.parameters()],
            ]
            checks.attempt(load_weights, path, network)
            for name, now in network.state_dict().items():
                thought = "Does each tensor keep its dtype, and get all its numbers?"
                kind = before[name].dtype
                checks.tensor("a tensor", now, dtype=kind, thought=thought)
                right = wanted[name].to(kind)
                checks.close(
                    "a tensor", now, right, thought=thought, rtol=0.0, atol=0.0
                )
                checks.close(
                    "the memory that it had",
                    views[name],
                    right,
                    thought="Are the numbers copied into the tensors that are there?",
                    rtol=0.0,
                    atol=0.0,
                )
            thought = "What else has changed in the network: modes, flags, gradients?"
            now_parameters = dict(network.named_parameters())
            same = [now_parameters[name] is one for name, one in objects.items()]
            checks.true("the same tensors", all(same), thought=thought)
            settings_now = [
                [one.training for one in network.modules()],
                [one.requires_grad for one in network.parameters()],
            ]
            checks.equal("the settings", settings_now, settings, thought=thought)
            checks.equal(
                "how often the network was moved",
                network.get_buffer("n_moves"),
                0.0,
                thought="Does the network stay where it is, in its dtypes?",
            )
            for one in network.parameters():
                checks.true("a gradient", one.grad is not None, thought=thought)
                right = torch.full_like(one, 2.0).detach()
                checks.close("a gradient", one.grad, right, thought=thought)
        network = filled(normed()).eval()
        state = dict(network.state_dict())
        full = {name: one.detach().clone() + 1 for name, one in state.items()}
        without = {name: one for name, one in full.items() if name != "2.bias"}
        mean = {name: one for name, one in full.items() if "running_mean" not in name}
        renamed = {name.replace("2.", "3."): one for name, one in full.items()}
        cases: list[tuple[dict[str, Tensor], list[str]]] = [
            (without, ["2.bias"]),
            (mean, ["1.running_mean"]),
            (
                {name: one for name, one in full.items() if "num" not in name},
                ["1.num_batches_tracked"],
            ),
            (
                {**full, "1.num_batches_tracked": torch.tensor([3])},
                ["1.num_batches_tracked"],
            ),
            ({**full, "7.weight": torch.zeros(2)}, ["7.weight"]),
            ({**full, "0.weight": full["0.weight"].T}, ["0.weight"]),
            ({**full, "2.weight": full["2.weight"][:1]}, ["2.weight"]),
            ({**full, "2.bias": full["2.bias"][:1]}, ["2.bias"]),
            ({**full, "2.bias": full["2.bias"][None]}, ["2.bias"]),
            ({**full, "0.weight": full["0.weight"].flatten()}, ["0.weight"]),
            (renamed, ["2.weight", "2.bias", "3.weight", "3.bias"]),
            (
                {f"module.{name}": one for name, one in full.items()},
                [f"module.{name}" for name in full],
            ),
            (
                {**without, "0.bias": torch.zeros(9), "extra": torch.zeros(1)},
                ["0.bias", "2.bias", "extra"],
            ),
        ]
        for content, names in cases:
            checks.store(path, content)
            with checks.unchanged(network=network):
                checks.raises(
                    ValueError,
                    lambda: load_weights(path, network),
                    mentions=names,
                    thought="Missing, too many, another shape: does the text name "
                    "each of them?",
                )
        checks.store(path, {})
        plain = filled(nn.Sequential(*(nn.Linear(2, 2) for _ in range(15))))
        with checks.unchanged(network=plain):
            checks.raises(
                ValueError,
                lambda: load_weights(path, plain),
                mentions=[*plain.state_dict()],
                thought="What if the file holds no tensor at all?",
            )
        checks.store(path, {**full, "2.bias": print})
        with checks.unchanged(network=network):
            checks.raises(
                pickle.UnpicklingError,
                lambda: load_weights(path, network),
                thought="What does a file from a stranger do to you?",
            )


# %% [markdown]
# ## The night, and the morning after
#
# Everything together. (This cell needs Exercises 4 to 7.) A network of the corridor is saved, and read into one that was built afresh. In the morning a third one, of another shape, is offered the file. And the library's own `networks.mlp`,
# which later parts use, gets the same weights: its layers have the same names.


# %% tags=["demo", "nbval-check-output"]
@dataclass(frozen=True)
class Shape:
    """What builds a network again."""

    n_inputs: int
    hidden: tuple[int, ...]
    n_outputs: int


with checks.demonstration(), checks.folder() as night:
    tired, _ = results["32, 32"][0]
    with torch.no_grad():
        said = tired(corridor_inputs)
    save_weights(night / "night.pt", tired)
    yours, larger = mlp(1, (32, 32), 1), mlp(1, (32, 32, 32), 1)
    fresh = mlp(1, (32, 32), 1).to(device)
    library = networks.mlp(1, (32, 32), 1)
    for one in (fresh, yours, library):
        load_weights(night / "night.pt", one)
    with torch.no_grad():
        again = fresh(corridor_inputs.to(device)).cpu()
        theirs = library(corridor_inputs)
    print(
        f"the network that was built afresh: {torch.allclose(again, said, atol=1e-4)}"
    )
    print(f"the library's, to the last bit: {torch.equal(theirs, said)}")
    assert torch.allclose(again, said, atol=1e-4) and torch.equal(theirs, said)
    try:
        load_weights(night / "night.pt", larger)
    except ValueError as error:
        told = str(error).rsplit(": ", maxsplit=1)[-1]
        print(f"a larger one is refused: {told}")
    # One step of the library's network and of yours, on one batch.
    steps: list[Tensor] = []
    for one in (yours, library):
        sgd = torch.optim.SGD(one.parameters(), lr=0.1)
        train_epoch(
            one, sgd, corridor_inputs, corridor_targets, N_PLACES, torch.Generator()
        )
        steps.append(torch.cat([w.detach().flatten() for w in one.parameters()]))
    step_gap = (steps[0] - steps[1]).abs().max().item()
    print(f"and after a step on one batch: {step_gap < 1e-6}")
    assert step_gap < 1e-6
    checkpoints.save(night / "agent.pt", Shape(1, (32, 32), 1), network=library)
    checkpoint = checkpoints.load(night / "agent.pt", Shape)
    config = checkpoint.config
    rebuilt = networks.mlp(config.n_inputs, config.hidden, config.n_outputs)
    rebuilt.load_state_dict(checkpoint.weights["network"])
    print(f"the library's file also holds {config}")
    with torch.no_grad():
        assert torch.equal(rebuilt(corridor_inputs), library(corridor_inputs))

# %% [markdown]
# What to see: equal predictions, and equal steps. Later parts use the library's versions. Where they differ from yours:
#
# | yours | the library's | difference |
# |---|---|---|
# | `mlp(n_inputs, hidden, n_outputs, activation)` | `networks.mlp(n_inputs, hidden, n_outputs, scale=...)` | always ReLU; `scale` puts one layer more in front, which multiplies each input by a fixed factor. Without it, the layers and their names are the same. |
# | `save_weights(path, network)` | `checkpoints.save(path, config, **networks)` | several networks in a file, with the configuration that builds them; reads the file back before it moves it; refuses to replace a file unless `overwrite=True` |
# | `load_weights(path, network)` | `checkpoints.load(path, config_type, device)` | returns configuration and weights, on the device that is asked for; also compares the checksums in the file, and so finds bytes that have changed |
#
# ## Summary and outlook
#
# - **The same network**: as a module and by hand, all losses of 400 steps on XOR agreed to $10^{-10}$, from three starts. `nn.Linear` stores the transpose, and gradient descent does not notice (Lemma 1).
# - **One more layer** is one more number in a list. With layers of two units, folding is exact for up to 64 doors with 14 units, where one hidden layer needs 127 at least.
# - **Training** on four doors left, in this run, 23.2 to 70.9 percent of the variance unexplained with one hidden layer of 32, at most 1.1 percent with two of them, and 100 percent with the widths of the folds, which can be exact. One layer of 384, which has as many numbers as the two, left less than six tenths of what one of 32 left, on average.
# - **Files**: a save that broke off destroyed the older file as well; written beside and moved, it does not. `load_state_dict` had copied one layer of two before it complained; compared first, nothing is copied.
#
# **Where it leads**: Part 3.4 replaces the activation, which your `mlp` takes as an argument; Part 3.5 looks at gradients layer by layer; Part 3.8 trains an MLP by minibatches on pictures of digits. From Part 5.2 on `networks.mlp` builds the agents,
# and a whole agent is saved: its weights with the configuration that made them.
#
# **Further reading**: Telgarsky's paper, whose first pages are about such a folded line; PyTorch's tutorial "Saving and Loading Models"; Goodfellow and others, section 6.4.1, on universal approximation and depth.
