# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 0.4: The same networks in Keras: reading TensorFlow code as a PyTorch user"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# You find the agent that you were looking for: the paper is good, the code is public, and it is written for TensorFlow. Much of
# reinforcement learning (RL) is. Can you read it? And if you write the same network in PyTorch, is it really *the same*?
#
# The second question has an exact answer. Two networks are the same if they give the same values for every observation, and learn the same
# from every batch. This part puts a network into both worlds, copies the weights across, and compares: values, one step of learning, many
# steps. Where the two differ, the reason is a default that nobody wrote down.
#
# Most people write TensorFlow through **Keras**. Since its third version it also runs on PyTorch: a Keras tensor *is* then a
# PyTorch tensor, so that you can compare both in one notebook. **TensorFlow** itself is not needed. Where it is installed, one
# demonstration uses it; where not, it says so.
#
# **After this part you can**
#
# - build a Keras network with the weights of a PyTorch one, and show that the two agree;
# - write a training step in Keras, and know what happens inside `fit`;
# - write a network as a subclass of `keras.Model`, and say what `training` switches;
# - translate a step that uses TensorFlow's gradient tape into PyTorch, and read ten idioms that are in most TensorFlow programs.
#
# **Builds on** Part 0.3 (modules, autograd, and the step on the mean squared TD error).
#
# **Time** about 25 minutes to read, 45 to work.
#
# **Sources** Chollet and others, *Keras* (2015), and its guide "Writing a training loop from scratch in PyTorch"; Abadi and others,
# *TensorFlow: A System for Large-Scale Machine Learning* (2016); Glorot and Bengio, *Understanding the difficulty of training deep
# feedforward neural networks* (2010); Kingma and Ba, *Adam: A Method for Stochastic Optimization* (2015), section 2; Srivastava and others,
# *Dropout: A Simple Way to Prevent Neural Networks from Overfitting* (2014); Hiraoka and others, *Dropout Q-Functions for Doubly Efficient Reinforcement Learning* (2021).

# %%
import copy
import itertools
import math
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import checks, devices, extras
from rlcourse.figures import controls, plots
from torch import Tensor, nn

extras.require("keras")
device = devices.choose()
os.environ["KERAS_BACKEND"] = "torch"  # Keras reads both when it is imported
os.environ["KERAS_TORCH_DEVICE"] = device.type

import keras

plots.use_style()
print("Keras", keras.__version__, "on", keras.backend.backend())
assert keras.backend.backend() == "torch"

# %% [markdown]
# ## The mathematics
#
# **One layer, two layouts.** A linear layer with $n$ inputs and $m$ outputs is $y = W x + b$. PyTorch stores $W$, of shape `[m, n]`, and
# computes `x @ W.T + b` for a batch of rows `x`. Keras stores a **kernel** $K$ of shape `[n, m]` and computes `x @ K + b`.
#
# **Lemma 1.** The two layers give the same output for every input if and only if $K = W^\top$ and the biases are equal.
#
# *Proof.* If they are, the two expressions are the same. Conversely, the input $0$ gives the biases, so these are equal. The $i$-th unit
# vector then gives column $i$ of $W$ in one layer and row $i$ of $K$ in the other. $\blacksquare$
#
# (For a whole network the condition is enough, layer by layer, but no longer necessary: hidden units may be numbered in another order.)
#
# **The first weights.** Both libraries draw each weight uniformly from an interval $[-a, a]$, whose variance is $a^2 / 3$. With $n$ inputs and $m$ outputs
#
# $$a_\text{Keras} = \sqrt{\frac{6}{n + m}} \ \text{ (Glorot), and biases 0,}\qquad a_\text{PyTorch} = \frac{1}{\sqrt n}\ , \text{ biases too.}$$
#
# For features that are independent of each other, with mean 0 and variance 1, the variance of an output is the sum of the variances of its
# terms: $\frac{2 n}{n + m}$ in Keras, $\frac13 + \frac{1}{3 n}$ in PyTorch. A wide layer on a short observation starts with outputs much
# smaller in Keras than in PyTorch.
#
# **Two Adams.** Adam keeps running means of the gradient $g_t$ and of its square, $m_t = \beta_1 m_{t-1} + (1 - \beta_1)\, g_t$ and
# $v_t = \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2$, both 0 at first. PyTorch takes the step
#
# $$\Delta_t = \eta\, \frac{m_t / (1 - \beta_1^t)}{\sqrt{v_t / (1 - \beta_2^t)} + \varepsilon}, \qquad\text{Keras}\qquad
# \Delta_t = \eta\, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \cdot \frac{m_t}{\sqrt{v_t} + \varepsilon} .$$
#
# They look alike. (Kingma and Ba have both: Keras's is the one that they call more efficient.) But bring $\sqrt{1 - \beta_2^t}$ into the denominator
# of Keras's: its $\varepsilon$ becomes $\varepsilon / \sqrt{1 - \beta_2^t}$.
#
# **Lemma 2.** If the gradient is one and the same $g > 0$ at every step, then $\Delta_t = \eta\, g / (g + \varepsilon_t)$, where
# $\varepsilon_t = \varepsilon$ in PyTorch and $\varepsilon_t = \varepsilon / \sqrt{1 - \beta_2^t}$ in Keras.
#
# *Proof.* The weights of a running mean sum to $1 - \beta^t$, so $m_t = (1 - \beta_1^t)\, g$ and $v_t = (1 - \beta_2^t)\, g^2$. Put both into
# the two formulas. $\blacksquare$
#
# With the defaults $\beta_2 = 0.999$, $\varepsilon = 10^{-8}$ in PyTorch and $\varepsilon = 10^{-7}$ in Keras, the first step has
# $\varepsilon_1 = 10^{-8}$ in one and $10^{-7} / \sqrt{0.001} \approx 3.2 \cdot 10^{-6}$ in the other.
#
# **The step** is that of Part 0.3, in either library. The loss of $n$ rows is $L = \frac1n \sum_i (Q(s_i, a_i) - y_i)^2$ with constant
# targets $y_i$:
#
# ```text
# One step on a batch              PyTorch           Keras on PyTorch        TensorFlow
# 1  values ← Q(s)                 network(s)        model(s)                model(s), on a tape
# 2  chosen ← values of actions    gather            gather                  one_hot, reduce_sum
# 3  L ← mean (chosen - target)²   mean              mean                    reduce_mean
# 4  forget old slopes             zero_grad         zero_grad               (a tape is new)
# 5  slopes of L in the weights    backward          backward                tape.gradient
# 6  move the weights              optimiser.step    optimizer.apply         apply_gradients
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $W$, $b$ | weight and bias in PyTorch | `linear.weight`, `linear.bias` | `[m, n]`, `[m]` | `float32` |
# | $K$, $b$ | kernel and bias in Keras | `dense.kernel`, `dense.bias` | `[n, m]`, `[m]` | `float32` |
# | $s_i$ | observations of a batch | `observations` | `[batch, n_features]` | `float32` |
# | $Q(s_i, a)$ | action values | `model(observations)` | `[batch, n_actions]` | `float32` |
# | $a_i$ | actions that were taken | `actions` | `[batch]` | `int64` |
# | $y_i$ | targets | `targets` | `[batch]` | `float32` |
# | $L$ | loss | `loss` | `[]` | `float32` |
# | $\eta$, $\varepsilon$ | learning rate, epsilon | `lr=`, `eps=` in PyTorch; `learning_rate=`, `epsilon=` in Keras | | |

# %% [markdown]
# ## A network in two languages
#
# The same Q-network for CartPole, twice. In Keras a layer is `Dense(outputs)`; the number of inputs comes from `Input` or from the layer before, and the activation is
# an argument. **Predict, then run**: which shapes will each network list for its weights?

# %% tags=["demo", "nbval-check-output"]
torch_network = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
keras_network: Any = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(2),
    ]
)
print("PyTorch:", [tuple(one.shape) for one in torch_network.parameters()])
print("Keras:  ", [one.shape for one in keras_network.get_weights()])
print("a Keras model is a module of PyTorch:", isinstance(keras_network, nn.Module))
answer = keras_network(torch.zeros(3, 4, device=device))
print("and gives tensors of PyTorch:", isinstance(answer, Tensor), tuple(answer.shape))
assert [one.shape for one in keras_network.get_weights()] == [
    (4, 8),
    (8,),
    (8, 2),
    (2,),
]

# %% [markdown]
# What to see: the same numbers of weights, and every matrix transposed. `get_weights()` gives a list of NumPy arrays, copies, in the order
# kernel, bias, kernel, bias; `set_weights(arrays)` puts such a list back. A kernel of the wrong shape is an error. A *square* one that somebody
# forgot to transpose is not: it fits, and is wrong.

# %% [markdown]
# ## Exercise 1: a twin in Keras
#
# *Medium, about 9 minutes.* Given a PyTorch network, build the Keras model that gives the same values.
#
# - `network` is an `nn.Sequential` of `nn.Linear` layers (each with its bias), `nn.ReLU` and `nn.Tanh`. It begins with an `nn.Linear`. After
#   that, the three may follow each other in any order and number: an activation may come last, and two linear layers may stand side by side. No module
#   stands in it twice.
# - The result is a `keras.Sequential` with one `Dense` layer for each `nn.Linear`. It has its weights at once, before it is called:
#   `get_weights()` lists kernel and bias of each `Dense`, from the first to the last.
# - For the same observations both give the same values, but for rounding.
# - They are independent: when the weights of one change later, the other keeps its own.
# - `network` stays as it is: its weights, their `.grad` and `requires_grad`, and its mode. (It may be in either mode, and some of its weights may be frozen; the twin's need not be.)
#
# For `nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))` the list has the shapes `(4, 8)`, `(8,)`, `(8, 2)`, `(2,)`.
#
# <details><summary>Hint</summary>
#
# An activation can be a layer of its own: `keras.layers.Activation("relu")`. Make the list of layers in one loop over `network`, with `keras.Input((n,))` in front; then `set_weights`.
# `linear.weight.detach().cpu().numpy()` is a NumPy matrix, and `.T` transposes it.
#
# </details>


# %% exercise="keras_twin" task=1
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    """Return the Keras model that gives the same values as a PyTorch network.

    Args:
        network: ``nn.Linear``, ``nn.ReLU`` and ``nn.Tanh`` modules, an ``nn.Linear``
            first; float32. It stays as it is.

    Returns:
        A model of ``Dense`` layers with weights of its own, float32.
    """
    # BEGIN SOLUTION
    layers, weights = list[Any](), list[NDArray[np.float32]]()
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights.append(module.weight.detach().cpu().numpy().T)
            weights.append(module.bias.detach().cpu().numpy())
        else:
            name = "relu" if isinstance(module, nn.ReLU) else "tanh"
            layers.append(keras.layers.Activation(name))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin
    # END SOLUTION


# %% test="keras_twin" points=1
def test_keras_twin() -> None:
    network = nn.Sequential(
        nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2)
    ).to(device)
    with checks.unchanged(network=network):
        twin = checks.attempt(keras_twin, network)
    checks.true(
        "a keras.Sequential",
        "Sequential" in checks.keras_form(twin).kinds,
        thought="What does `keras.Sequential([...])` make?",
    )
    shapes = [one.shape for one in checks.keras_weights(twin)]
    checks.equal(
        "the shapes of its weights",
        shapes,
        [(3, 3), (3,), (3, 3), (3,), (3, 2), (2,)],
        thought="A Dense for each Linear, built at once: is there a `keras.Input`?",
    )
    checks.close(
        "the first kernel",
        checks.keras_weights(twin)[0],
        checks.to_array(network.get_parameter("0.weight")).T,
        thought="A kernel is the transposed weight, for square ones too.",
    )
    observations = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]], dtype=np.float32)
    with torch.no_grad():
        wanted = network(torch.from_numpy(observations).to(device))
    checks.close(
        "its values",
        checks.keras_values(twin, observations),
        wanted,
        rtol=1e-5,
        atol=1e-6,
        thought="Are all activations there, in their places, and all biases copied?",
    )
    before = checks.keras_weights(twin)[0]
    with torch.no_grad():
        network.get_parameter("0.weight").add_(1.0)
    checks.close(
        "the first kernel after the network has changed",
        checks.keras_weights(twin)[0],
        before,
        thought="Are the numbers copied, or do both look at the same memory?",
    )


# %% hidden="keras_twin" points=2
def hidden_keras_twin() -> None:
    rng = np.random.default_rng(41)
    cases = [
        "1 1",
        "3 2",
        "4 r 8 r 2",
        "4 t 8 t 2",
        "2 5 5 3",
        "5 5 r 5 t 5",
        "1 r 9 1",
    ]
    cases += [
        "6 2 r",
        "6 2 t",
        "3 r t 4",
        "3 t r 4 r",
        "2 r r 2",
        "90 r 70 3",
        "1 30 t 1",
    ]
    cases += ["3 r 3 r 3 r 3 r 3 r 3 r 3 t 3", "4 r 64 t 64 r 6 t t"]
    for number, case in enumerate(cases):
        # numbers are widths, from the inputs on; letters stand for activations
        parts = case.split()
        if (
            len(parts) > 1 and not parts[1].isdigit()
        ):  # the first Linear keeps its width
            parts.insert(1, parts[0])
        modules, n_inputs = list[nn.Module](), int(parts[0])
        for part in parts[1:] if len(parts) > 1 else parts:
            if part.isdigit():
                modules.append(nn.Linear(n_inputs, int(part)))
                n_inputs = int(part)
            else:
                modules.append(nn.ReLU() if part == "r" else nn.Tanh())
        network = nn.Sequential(*modules).to(device)
        with torch.no_grad():
            for place, one in enumerate(network.parameters()):
                drawn = rng.normal(size=tuple(one.shape), scale=0.7)
                one.copy_(torch.from_numpy(drawn))
                if place % 2 and (place // 2 + number) % 3 == 0:
                    one.zero_()  # biases often start at 0
                one.grad = torch.full_like(one, 5.0) if number % 2 else None
                one.requires_grad_((place + number) % 3 > 0)  # some are frozen
        network.train(number % 4 > 0)
        with checks.unchanged(network=network):
            twin = checks.attempt(keras_twin, network)
        form = checks.keras_form(twin)
        checks.true(
            "the model",
            "Sequential" in form.kinds,
            thought="Is it a keras.Sequential, always?",
        )
        linear = [one for one in modules if isinstance(one, nn.Linear)]
        checks.equal(
            "how many Dense layers it has",
            form.layers.count("Dense"),
            len(linear),
            thought="One Dense for each Linear, and no other layer with weights?",
        )
        wanted = list[NDArray[Any]]()
        for one in linear:
            wanted += [checks.to_array(one.weight).T, checks.to_array(one.bias)]
        found = checks.keras_weights(twin)
        thought = "Are kernels and biases listed in order, all of them, each kernel a "
        thought += "transpose, and before the model is called?"
        checks.equal(
            "the shapes of the weights",
            [one.shape for one in found],
            [one.shape for one in wanted],
            thought=thought,
        )
        for one, goal in zip(found, wanted, strict=True):
            checks.equal("the dtype", str(one.dtype), "float32", thought="float32?")
            checks.close("a weight", one, goal, rtol=0.0, atol=0.0, thought=thought)
        for n_rows, scale in ((1, 1.0), (7, 3.0), (3, 100.0), (4, 1e-3)):
            drawn = rng.normal(scale=scale, size=(n_rows, linear[0].in_features))
            observations = drawn.astype(np.float32)
            values, largest_unit = torch.from_numpy(observations).to(device), 1.0
            with torch.no_grad():
                for module in network:
                    values = module(values)
                    largest_unit = max(largest_unit, float(values.abs().max()))
            for keywords in ({}, {"training": True}):
                found_values = checks.keras_values(twin, observations, **keywords)
                checks.equal(
                    "the dtype",
                    str(found_values.dtype),
                    "float32",
                    thought="Are the values float32?",
                )
                checks.close(
                    "the values",
                    found_values,
                    values,
                    rtol=1e-5,
                    atol=3e-6 * largest_unit,  # units are rounded, and may cancel
                    thought="The same activations at the same places, none invented?",
                )
        with torch.no_grad():
            for one in network.parameters():
                one.add_(1.0)
        for one, goal in zip(checks.keras_weights(twin), found, strict=True):
            checks.close(
                "a weight after the network has changed",
                one,
                goal,
                rtol=0.0,
                atol=0.0,
                thought="Are the two independent of each other?",
            )
        with checks.unchanged(network=network):
            other = checks.attempt(keras_twin, network)
            for one, goal in zip(checks.keras_weights(other), found, strict=True):
                checks.close(
                    "a weight of a twin that is made later",
                    one,
                    goal + 1.0,
                    rtol=1e-6,
                    atol=1e-6,
                    thought="Are the weights those that the network has now?",
                )
            checks.keras_set_weights(other, [one + 2.0 for one in found])
        for one, goal in zip(checks.keras_weights(twin), found, strict=True):
            checks.close(
                "a weight after another twin has changed",
                one,
                goal,
                rtol=0.0,
                atol=0.0,
                thought="Is each twin a model of its own?",
            )


# %% [markdown]
# ## Where they start from
#
# Equal after copying, then. But nobody copies: each library draws its own first weights. **Predict** from the formulas above: for a layer from 4
# features to 256 units, which of the two starts with the smaller weights? What about its biases?


# %% tags=["demo"] alt="Two histograms of first weights for a layer from 4 features to 256 units. PyTorch's fill the interval from minus 0.5 to 0.5 evenly; Keras's fill the narrower one from minus 0.15 to 0.15, so that their bars are taller."
def start_figure(linear: nn.Linear, dense: Any) -> Figure:
    """Draw the first weights of a layer in both libraries."""
    figure, axes = plt.subplots(figsize=(7.5, 3.3), layout="constrained")
    weights = {
        "PyTorch": linear.weight.detach().cpu().numpy().ravel(),
        "Keras": dense.get_weights()[0].ravel(),
    }
    hatches = {"PyTorch": "", "Keras": "//"}
    colours = plots.colours_of([*weights])
    for name, drawn in weights.items():
        axes.hist(
            drawn,
            bins=[float(edge) for edge in np.linspace(-0.6, 0.6, 49)],
            label=name,
            color=colours[name],
            alpha=0.7,
            hatch=hatches[name],
        )
    axes.set(xlabel="first weight", ylabel="number of weights")
    axes.legend()
    return figure


torch.manual_seed(0)
keras.utils.set_random_seed(0)
start_linear, start_dense = nn.Linear(4, 256), keras.layers.Dense(256)
start_dense.build((None, 4))
start_figure(start_linear, start_dense)
plt.show()
start_kernel, start_bias = start_dense.get_weights()
largest = start_linear.weight.abs().max().item(), float(np.abs(start_kernel).max())
print(f"largest weight: PyTorch {largest[0]:.2f}, Keras {largest[1]:.2f}")
n_zero = int((start_linear.bias == 0).sum()), int((start_bias == 0).sum())
print(f"biases that are 0, of 256: PyTorch {n_zero[0]}, Keras {n_zero[1]}")
drawn = np.random.default_rng(0).normal(size=(1000, 4)).astype(np.float32)
spread = (
    start_linear(torch.from_numpy(drawn)).std().item(),
    float((drawn @ start_kernel + start_bias).std()),
)
print(f"standard deviation of outputs: PyTorch {spread[0]:.2f}, Keras {spread[1]:.2f}")
assert 0.5 < spread[0] < 0.8 and 0.14 < spread[1] < 0.21
assert 0.47 < largest[0] <= 1 / math.sqrt(4)
assert 0.14 < largest[1] <= math.sqrt(6 / (4 + 256))
assert n_zero[1] == 256 and n_zero[0] < 10

# %% [markdown]
# What to see: $1/\sqrt 4 = 0.5$ against $\sqrt{6/260} \approx 0.15$, and biases of 0 in Keras; outputs with a standard deviation of 0.66 against 0.18, where the formulas say 0.65 and 0.18. Whoever reproduces a TensorFlow agent in PyTorch and gets another learning curve should look here
# first. The remedy is two lines for each layer: `nn.init.xavier_uniform_(layer.weight)` (Glorot's first name is Xavier) and `nn.init.zeros_(layer.bias)`.

# %% [markdown]
# ## The same step
#
# Here is the step of Part 0.3 in PyTorch.


# %%
def torch_step(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    """Take one step on the mean squared TD error in PyTorch; return the loss before.

    Args:
        network: Maps observations to action values ``[batch, n_actions]``.
        optimiser: Holds the network's weights.
        observations: Shape ``[batch, n_features]``, float32.
        actions: Shape ``[batch]``, int64.
        targets: Shape ``[batch]``, float32; constants.
    """
    chosen = network(observations).gather(1, actions[:, None]).squeeze(1)  # [batch]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% [markdown]
# In Keras, an optimizer does not know the weights beforehand: you hand it the slopes and the weights, in the same order, at each step.
#
# - `model.trainable_weights` is the list of Keras's **variables** that may learn. In a layer with `layer.trainable = False` nothing is trainable.
# - `variable.value` is the PyTorch tensor inside. After `loss.backward()` its slope is in `variable.value.grad`, as always.
# - `optimizer.apply(slopes, variables)` moves the variables, inside `torch.no_grad()`.
# - `model.zero_grad()` forgets old slopes: the model is a PyTorch module.
#
# This is the whole trick for one variable. **Predict** the number.


# %% tags=["demo", "nbval-check-output"]
def show_apply() -> None:
    """Minimise the square of a variable, which is 3, by one step of 0.25."""
    variable: Any = keras.Variable(3.0)
    sgd: Any = keras.optimizers.SGD(learning_rate=0.25)
    loss = variable.value**2
    loss.backward()
    with torch.no_grad():
        sgd.apply([variable.value.grad], [variable])
    print("the variable after the step:", variable.value.item())
    assert variable.value.item() == 1.5


show_apply()

# %% [markdown]
# ## Exercise 2: one step in Keras
#
# *Medium, about 9 minutes.* Write the step in Keras on PyTorch: it takes a Keras model and a Keras optimizer, and does to the model's weights what `torch_step` would do
# in PyTorch. Return the loss of the batch **before** the step, as a `float`.
#
# - One step of `optimizer` on the mean squared TD error, for the trainable weights; the others stay as they are. At least one weight is trainable, and the values depend on each that is.
# - Whatever is left in `.grad` from an earlier computation does not count. What you leave there is up to you.
# - Targets are constants, even if they require gradients, with a graph that leads back to the model. Observations, actions and targets stay as they are.
#
# With values `[[1, 5], [2, 0], [4, 3]]`, actions `[1, 0, 1]` and targets `[3, 1, 2]` the loss is 2, as in Part 0.3.
#
# <details><summary>Hint</summary>
#
# Take the body of `torch_step`, and replace all from `zero_grad` on: `model.zero_grad()`, then `backward`, then collect the slopes in a list comprehension over `model.trainable_weights`.
#
# </details>


# %% exercise="keras_step" task=2
def keras_step(
    model: Any,
    optimizer: Any,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    """Take one step on the mean squared TD error in Keras on PyTorch.

    Args:
        model: A ``keras.Model`` without dropout or regularisers that maps
            observations to action values ``[batch, n_actions]``; its trainable weights
            change in place.
        optimizer: A ``keras.optimizers.Optimizer``.
        observations: Shape ``[batch, n_features]``, float32; at least one row.
        actions: The action that was taken in each row, shape ``[batch]``, int64.
        targets: What its value should have been, shape ``[batch]``, float32;
            constants, even if they require gradients.

    Returns:
        The loss before the step, a float.

    Source:
        Keras's guide "Writing a training loop from scratch in PyTorch".
    """
    # BEGIN SOLUTION
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)  # [batch]
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()
    # END SOLUTION


# %% test="keras_step" points=1
def test_keras_step() -> None:
    # a table as a network: row i of the kernel: the values of state i
    table = [np.array([[1, 5], [2, 0], [4, 3]], np.float32), np.zeros(2, np.float32)]
    states = np.eye(3, dtype=np.float32)
    batch = states, np.array([1, 0, 1]), np.array([3, 1, 2], np.float32)
    settings = {"learning_rate": 0.75}
    for left_over in (None, 100.0):
        (step,) = checks.keras_steps(
            keras_step,
            table,
            [batch],
            optimizer="SGD",
            settings=settings,
            left_over=left_over,
        )
        checks.instance("the loss", step.result, float, thought="`.item()` makes one.")
        checks.close(
            "the loss",
            step.result,
            2.0,
            thought="The mean of (5 - 3)², (2 - 1)² and (3 - 2)². Which shapes does "
            "your difference have?",
        )
        checks.close(
            "the kernel after a step of 0.75",
            step.weights[0],
            [[1.0, 4.0], [1.5, 0.0], [4.0, 2.5]],
            thought="Only the chosen values move, each by 0.75 times 2/3 times its "
            "error. Were old slopes forgotten, and the optimizer told the new ones?",
        )
        checks.close(
            "the bias after it",
            step.weights[1],
            [-0.5, -1.5],
            thought="The bias learns as well.",
        )
        checks.true("the batch", step.kept, thought="Observations, actions, targets.")
    first = np.ones((1, 1), np.float32), np.zeros(1, np.float32)
    chain = [*first, np.full((1, 1), 2.0, np.float32), np.zeros(1, np.float32)]
    one = np.ones((1, 1), np.float32), np.array([0]), np.zeros(1, np.float32)
    (step,) = checks.keras_steps(
        keras_step, chain, [one], optimizer="SGD", settings=settings, frozen=[0]
    )
    checks.close(
        "the kernel of a layer that is not trainable",
        step.weights[0],
        [[1.0]],
        thought="`model.trainable_weights` leaves it out.",
    )
    checks.true(
        "the other kernel",
        float(step.weights[2][0, 0]) < 1.99,
        thought="The layer that is trainable learns.",
    )


# %% hidden="keras_step" points=3
def hidden_keras_step() -> None:
    rng = np.random.default_rng(42)

    def taught(
        weights: list[NDArray[Any]],
        batch: tuple[NDArray[Any], ...],
        *,
        frozen: Sequence[int],
        size: float,
    ) -> tuple[float, list[NDArray[Any]]]:
        """Loss and slopes in float64, row by row; those of frozen layers are 0."""
        told = [torch.tensor(one, dtype=torch.float64) for one in weights]
        for one in told:
            one.requires_grad_()
        errors = list[Tensor]()
        for row, action, target in zip(*batch, strict=True):
            units = torch.tensor(row, dtype=torch.float64)
            for number in range(0, len(told), 2):
                units = units if number == 0 else torch.tanh(units)
                units = units @ told[number] + told[number + 1]
            errors.append(size * units[int(action)] - float(target))
        loss = sum(error**2 for error in errors) / len(errors)
        assert isinstance(loss, Tensor)
        slopes = [one.numpy() for one in torch.autograd.grad(loss, told)]
        for layer in frozen:
            for number in (2 * layer, 2 * layer + 1):
                slopes[number] = 0 * slopes[number]
        return loss.item(), slopes

    rate, longest = 0.02, 0.5
    kinds: dict[str, tuple[str, dict[str, float]]] = {
        "momentum": ("SGD", {"momentum": 0.9}),
        "clipped": ("SGD", {"global_clipnorm": longest}),
        "Adam": ("Adam", {"epsilon": 1e-3}),
    }

    def mover(kind: str) -> Callable[[Any, Any, int], Any]:
        """The change of weights by their slopes: memory, slopes and step number."""

        def move(memory: dict[int, Any], slopes: list[NDArray[Any]], t: int) -> Any:
            changes = list[NDArray[Any]]()
            length = math.sqrt(sum(float((slope**2).sum()) for slope in slopes))
            for number, slope in enumerate(slopes):
                m, v = memory.get(number, (0.0, 0.0))
                if kind == "momentum":
                    m = 0.9 * m - rate * slope
                    changes.append(m)
                elif kind == "clipped":
                    changes.append(-rate * slope * longest / max(length, longest))
                else:
                    m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope**2
                    scale = rate * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                    changes.append(-scale * m / (np.sqrt(v) + 1e-3))
                memory[number] = m, v
            return changes

        return move

    # widths, rows, optimizer, frozen layers, size of the first weights
    cases: list[tuple[list[int], int, str, list[int], float]] = [
        ([1, 1], 1, "momentum", [], 1.0),
        ([3, 4], 6, "Adam", [], 1.0),
        ([2, 5, 3], 1, "clipped", [], 1.0),
        ([2, 5, 1], 9, "Adam", [], 1.0),
        ([4, 6, 6, 2], 7, "momentum", [0], 1.0),
        ([4, 3, 4, 5], 30, "Adam", [1], 1.0),
        ([1, 8, 70], 80, "momentum", [1], 1.0),
        ([3, 2, 2, 2], 4, "Adam", [0, 2], 1.0),
        ([2, 3], 5, "clipped", [], 1e-4),
    ]
    lessons: list[tuple[list[NDArray[Any]], list[tuple[NDArray[Any], ...]], Any]] = []
    for case, (widths, n_rows, kind, frozen, first) in enumerate(cases):
        weights = list[NDArray[Any]]()
        for n, m in itertools.pairwise(widths):
            weights.append((first * rng.normal(size=(n, m))).astype(np.float32))
            weights.append((first * rng.normal(size=m)).astype(np.float32))
        batches = list[tuple[NDArray[Any], ...]]()
        # Adam divides slopes by their size, and rounding with them
        for size in (1.0, 0.01, 30.0, 1.0, 1.0 if kind == "Adam" else 3000.0):
            observations = rng.normal(size=(n_rows, widths[0])).astype(np.float32)
            actions = rng.integers(max(1, widths[-1] - case % 2), size=n_rows)
            targets = first * size * rng.normal(size=n_rows)
            if n_rows > 3:  # two rows alike, and a target that is 0
                observations[1], actions[1], targets[2] = observations[0], actions[0], 0
            batches.append((observations, actions, targets.astype(np.float32)))
        lessons.append((weights, batches, (kind, frozen)))
    for kind in ("momentum", "Adam"):  # a loss of 0 in the second step: no slope, but
        table = np.array([[1, 0], [2, 0]], np.float32), np.array([0.5, 0], np.float32)
        row = np.ones((1, 2), np.float32)  # memory moves the weights
        told = (row, np.array([0]), np.full(1, 5, np.float32))
        known = (row, np.array([1]), np.zeros(1, np.float32))
        lessons.append(([*table], [told, known, told], (kind, [])))
    for case, (weights, batches, (kind, frozen)) in enumerate(lessons):
        name, settings = kinds[kind]
        doubled = case % 3 == 2
        steps = checks.keras_steps(
            keras_step,
            weights,
            batches,
            optimizer=name,
            settings={"learning_rate": rate, **settings},
            frozen=frozen,
            left_over=(None, 50.0, math.nan, 1e30)[case % 4],
            noted=case % 4 > 1,
            doubled=doubled,
        )
        move, memory, before = mover(kind), dict[int, Any](), weights
        for t, (step, batch) in enumerate(zip(steps, batches, strict=True), 1):
            size = 2.0 if doubled else 1.0
            loss, slopes = taught(before, batch, frozen=frozen, size=size)
            checks.instance("the loss", step.result, float, thought="A float?")
            checks.close(
                "the loss",
                step.result,
                loss,
                rtol=1e-4,
                atol=1e-6 * float(np.mean(batch[2] ** 2)),
                thought="The mean over all rows, each with its own action and target, "
                "before the step? Is `model` called as a whole?",
            )
            changes = move(memory, slopes, t)
            for old, new, change in zip(before, step.weights, changes, strict=True):
                checks.close(
                    "the step of a weight",
                    new.astype(np.float64) - old,
                    change,
                    rtol=2e-3,
                    atol=3e-6 * float(np.abs(old).max() + np.abs(change).max()) + 1e-12,
                    thought="One step of this optimizer, by the slope of this loss "
                    "alone, of the trainable weights alone? Nothing is left over, and "
                    "nothing flows through targets.",
                )
            checks.true("the batch", step.kept, thought="Does the batch stay as it is?")
            before = step.weights


# %% [markdown]
# Now the answer to the question of the beginning. Two twins learn from the same 50 batches, one by `torch_step` and one by your `keras_step`. **Predict**: how far
# apart are their weights at the end, with SGD? And with Adam, each with its own defaults?

# %% tags=["demo"]
with checks.demonstration():

    def lesson(n_steps: int, seed: int) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Batches of 16 rows, 4 features and 2 actions, with small targets."""
        draw = torch.Generator().manual_seed(seed)
        return [
            (
                torch.randn(16, 4, generator=draw).to(device),
                torch.randint(2, (16,), generator=draw).to(device),
                torch.randn(16, generator=draw).to(device),
            )
            for _ in range(n_steps)
        ]

    def apart(network: nn.Sequential, kind: str, rate: float, n_steps: int) -> float:
        """Teach a copy and a Keras twin of a network; return how far apart they end."""
        pupil, twin = copy.deepcopy(network), keras_twin(network)
        optimiser = getattr(torch.optim, kind)(pupil.parameters(), lr=rate)
        optimizer = getattr(keras.optimizers, kind)(learning_rate=rate)
        for batch in lesson(n_steps, 5):
            torch_step(pupil, optimiser, *batch)
            keras_step(twin, optimizer, *batch)
        copied = keras_twin(pupil).get_weights()
        pairs = zip(copied, twin.get_weights(), strict=True)
        return max(float(np.abs(one - two).max()) for one, two in pairs)

    torch.manual_seed(3)
    tanh_network = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2))
    tanh_network.to(device)
    observations = lesson(1, 6)[0][0]
    values_apart = keras_twin(tanh_network)(observations) - tanh_network(observations)
    print(f"values: {values_apart.abs().max().item():.1e} apart")
    assert values_apart.abs().max().item() < 1e-6
    one_apart = apart(tanh_network, "SGD", 0.05, 1)
    sgd_apart = apart(tanh_network, "SGD", 0.05, 50)
    print(f"SGD: {one_apart:.1e} apart after 1 step, {sgd_apart:.1e} after 50")
    assert one_apart < 1e-6 and sgd_apart < 5e-6
    defaults_apart = apart(tanh_network, "Adam", 0.001, 50)
    print(f"Adam, each with its own epsilon: {defaults_apart:.1e} apart after 50")
    assert defaults_apart > 2 * sgd_apart and defaults_apart < 0.05

# %% [markdown]
# What to see: the values agree but for rounding. With SGD one step differs by rounding alone, and so do fifty. Adam's two defaults do differ, though by little as long as the slopes are much larger than the
# two epsilons. The next figure shows where it matters.

# %% [markdown]
# ## Two Adams
#
# A weight with the same slope $g$ at every step. By Lemma 2, Adam's step is $\eta$, whatever $g$ is, unless $g$ is as small as
# $\varepsilon_t$. Both optimisers run, for 41 sizes of $g$; the lines are the lemma's. **Predict, then move the slider**: from step 1 on, which of the
# two curves moves, and which way?
#
# (If you see no slider, you are looking at a static copy of this notebook, at step 1.)

# %% tags=["demo"] alt="The step of Adam, in learning rates, over the size of the slope from 1e-10 to 1e-2 on a logarithmic axis, at step 1. Both curves climb from 0 to 1 like an S; PyTorch's is at one half where the slope is 1e-8, Keras's where it is 3e-6. Dots of the optimisers lie on the lines of the lemma."
sizes = np.logspace(-10, -2, 41)


def adam_steps(n_steps: int) -> dict[str, NDArray[np.float32]]:
    """The steps of both Adams with rate 1, ``[n_steps, 41]``, slopes being constant."""
    slope = torch.tensor(sizes, dtype=torch.float32, device=device)
    parameter = nn.Parameter(torch.zeros_like(slope))
    variable: Any = keras.Variable(np.zeros(len(sizes), np.float32))
    optimiser = torch.optim.Adam([parameter], lr=1.0)
    optimizer: Any = keras.optimizers.Adam(learning_rate=1.0)
    taken = {"PyTorch": list[Any](), "Keras": list[Any]()}
    with torch.no_grad():
        for _ in range(n_steps):
            parameter.zero_()
            variable.value.zero_()
            parameter.grad = slope.clone()
            optimiser.step()
            optimizer.apply([slope.clone()], [variable])
            taken["PyTorch"].append(-parameter.detach().cpu().numpy())
            taken["Keras"].append(-variable.value.detach().cpu().numpy())
    return {name: np.array(steps) for name, steps in taken.items()}


adam_taken = adam_steps(200)


def epsilons(step: int) -> dict[str, float]:
    """The two epsilons of Lemma 2 at a step, counted from 1."""
    return {"PyTorch": 1e-8, "Keras": 1e-7 / math.sqrt(1 - 0.999**step)}


def adam_figure(step: int) -> Figure:
    """Draw Adam's step over the size of the slope, as it is and by the lemma."""
    figure, axes = plt.subplots(figsize=(7.5, 3.5), layout="constrained")
    colours = plots.colours_of([*adam_taken])
    for name, epsilon in epsilons(step).items():
        lemma, look = sizes / (sizes + epsilon), plots.look_of(colours[name])
        axes.plot(sizes, lemma, label=f"{name}, ε = {epsilon:.1e}", **look)
        axes.plot(sizes, adam_taken[name][step - 1], ".", color=colours[name])
        assert np.allclose(adam_taken[name][step - 1], lemma, rtol=2e-3, atol=1e-4)
    axes.set(xscale="log", xlabel="slope $g$", ylabel="step / learning rate")
    axes.set_title(f"step {step}")
    axes.legend()
    return figure


controls.interactive_figure(adam_figure, step=controls.slider(1, 200, 1, 1, "step"))
ratio = {name: float(steps[0][20]) for name, steps in adam_taken.items()}
print(f"slope {sizes[20]:.0e}: first step", {k: round(v, 2) for k, v in ratio.items()})
assert ratio["PyTorch"] > 0.98 and 0.2 < ratio["Keras"] < 0.3

# %% [markdown]
# What to see: at a slope of $10^{-6}$ PyTorch's first step is the whole learning rate, and Keras's is a quarter of it. Keras's curve moves to the left as the steps go on, towards its epsilon of
# $10^{-7}$. So no single `eps` in PyTorch copies Keras's Adam at every step. Slopes that small are no rarity: rewards of a thousandth make them.

# %% [markdown]
# ## What happens inside `fit`
#
# Most Keras code has no training step at all. `model.compile(optimizer, loss)` stores the two, and `model.fit(x, y)` loops. It cuts the rows into batches of 32,
# **shuffles** them before each epoch, and takes the mean of the loss over each batch. **Predict**: with 10 rows, `batch_size=4` and two epochs, how many steps will it
# take?


# %% tags=["demo"]
def show_fit(*, shuffle: bool) -> tuple[int, float]:
    """Fit a line by `fit` and by a loop; return steps, and how far apart they end."""
    draw = torch.Generator().manual_seed(8)
    x, y = torch.randn(10, 3, generator=draw), torch.randn(10, 1, generator=draw)
    torch.manual_seed(9)
    linear = nn.Linear(3, 1)
    model: Any = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.set_weights([linear.weight.detach().numpy().T, linear.bias.detach().numpy()])
    keras.utils.set_random_seed(10)
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    model.fit(x.numpy(), y.numpy(), batch_size=4, epochs=2, shuffle=shuffle, verbose=0)
    sgd = torch.optim.SGD(linear.parameters(), lr=0.1)
    for _ in range(2):  # epochs
        for rows in torch.arange(10).split(4):  # the last batch has two rows
            loss = ((linear(x[rows]) - y[rows]) ** 2).mean()
            sgd.zero_grad()
            loss.backward()
            sgd.step()
    kernel = model.get_weights()[0]
    optimizer: Any = model.optimizer
    n_steps = int(optimizer.iterations.numpy())
    return n_steps, float(np.abs(kernel - linear.weight.detach().numpy().T).max())


n_fit_steps, in_order = show_fit(shuffle=False)
_, shuffled = show_fit(shuffle=True)
print(f"{n_fit_steps} steps of fit. How far from the loop: in order {in_order:.1e}, ")
print(f"and shuffled, as `fit` does unless it is told not to, {shuffled:.1e}")
assert n_fit_steps == 6 and in_order < 1e-6 and shuffled > 1e-4

# %% [markdown]
# What to see: six steps, three in each epoch, the last of them on two rows alone. In order, `fit` is the plain loop; shuffled, it is another run. For a data set shuffling is right. For a sequence
# of transitions, or targets that change from step to step, you want to see each step: write the loop.

# %% [markdown]
# ## Networks as classes
#
# A class derives from `keras.Model` as it would from `nn.Module`. Four things differ.
#
# | | PyTorch | Keras |
# |---|---|---|
# | the forward pass is called | `forward(self, x)` | `call(self, x)` |
# | weights exist | when the layer is made: it is told its inputs | after the first call: a `Dense` learns then how many inputs it has |
# | layers in a plain list | are not found | are found |
# | to switch dropout off | `network.eval()`, a mode that lasts | `model(x, training=False)`, for this call; it is the default |
#
# **Dropout** is what the last line is about. In training it sets each unit to 0 with a probability $p$, and divides the others by $1 - p$, so that
# the mean stays. At other times it does nothing. (Hiraoka and others use it in Q-networks.) **Predict** what each of the four lines will print.


# %% tags=["demo", "nbval-check-output"]
class DropoutPolicy(keras.Model):
    """Two scores, from features that are dropped in training."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Any] = [keras.layers.Dropout(0.5), keras.layers.Dense(2)]

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        """Scores: ``[batch, n]`` to ``[batch, 2]``."""
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


def show_modes() -> None:
    """Print when a Keras model has weights, and when its dropout is at work."""
    model: Any = DropoutPolicy()
    print("weights before the first call:", len(model.weights))
    ones = torch.ones(1, 400, device=device)
    quiet = model(ones)
    print("and after it:", [tuple(one.shape) for one in model.weights])
    model.train()  # PyTorch's switch
    print("model.train() changes the output:", not torch.equal(model(ones), quiet))
    loud = model(ones, training=True)
    print("training=True changes the output:", not torch.equal(loud, quiet))
    assert torch.equal(model(ones), quiet) and not torch.equal(loud, quiet)


show_modes()

# %% [markdown]
# What to see: the list of layers was found. And **`train()` and `eval()` do nothing** to a Keras model, though it has both methods, as a PyTorch module. The argument decides, call by call.

# %% [markdown]
# ## Exercise 3: a Q-network as a class
#
# *Medium, about 8 minutes.* Write a Q-network with dropout as a subclass of `keras.Model`.
#
# - It has a hidden `Dense` layer for each number in `widths`, in order, with that many units. After each of them come a ReLU and dropout with the rate `dropout`. With `widths` empty there is no hidden
#   layer.
# - Last comes a `Dense` layer with one unit for each action, and nothing after it.
# - It is told nothing of the observations: their length is known at the first call. After it, `get_weights()` lists kernel and bias of each layer, from the first to the last. (Keras lists layers in the order in which
#   they were assigned.)
# - `network(observations)` and `network(observations, training=False)` drop nothing. With `training=True`, every call draws anew: each hidden unit of each row, by itself, becomes 0 with
#   probability `dropout`, and is divided by 1 - `dropout` otherwise. A batch of one row is no exception.
#
# `KerasQNetwork(2, (8, 8), 0.1)` has after its first call, with 4 features, weights of the shapes `(4, 8)`, `(8,)`, `(8, 8)`, `(8,)`, `(8, 2)`, `(2,)`.
#
# <details><summary>Hint</summary>
#
# One list of layers is enough; a loop in `call` runs through it. `Dense` takes no `training`, but accepts it; `DropoutPolicy` above shows how.
#
# </details>


# %% exercise="KerasQNetwork" task=3
class KerasQNetwork(keras.Model):
    """Values of all actions, by Dense layers with ReLUs and dropout between.

    Args:
        n_actions: Number of actions, at least 1.
        widths: Units of each hidden layer, each at least 1; may be empty.
        dropout: Rate of the dropout after each hidden layer, from 0 to less than 1.
    """

    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        # BEGIN SOLUTION
        self.steps: list[Any] = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))
        # END SOLUTION

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        """Return action values: ``[batch, n_features]`` to ``[batch, n_actions]``."""
        # BEGIN SOLUTION
        for step in self.steps:
            observations = step(observations, training=training)
        return observations
        # END SOLUTION


# %% test="KerasQNetwork" points=1
def test_KerasQNetwork() -> None:
    network = checks.attempt(KerasQNetwork, 2, (8, 8), 0.5)
    checks.true(
        "a keras.Model",
        "Model" in checks.keras_form(network).kinds,
        thought="Does the class still derive from keras.Model?",
    )
    values = checks.keras_values(network, np.zeros((5, 4), np.float32))
    checks.equal(
        "the shape of its values for a batch (5, 4)",
        values.shape,
        (5, 2),
        thought="One value for each action, for each row.",
    )
    shapes = [(4, 8), (8,), (8, 8), (8,), (8, 2), (2,)]
    checks.equal(
        "the shapes of its weights",
        [one.shape for one in checks.keras_weights(network)],
        shapes,
        thought="A Dense for each width and one for the actions, assigned in order.",
    )
    rows = np.ones((1, 4), np.float32)
    for sign, expected in ((-1.0, -1.0), (1.0, 329.0)):
        checks.keras_set_weights(network, [np.full(one, sign) for one in shapes])
        for keywords in ({}, {"training": False}):
            checks.close(
                f"its values when each weight and bias is {sign:.0f}",
                checks.keras_values(network, rows, **keywords),
                [[expected] * 2],
                thought="A ReLU after every hidden layer and none after the last? "
                "Nothing is dropped, unless training=True.",
            )
    spread = checks.keras_values(network, np.ones((20, 4), np.float32), training=True)
    checks.true(
        "values with training=True, of rows that are equal",
        float(np.std(spread)) > 1.0,
        thought="Half the hidden units of each row should be 0: is dropout at work?",
    )


# %% hidden="KerasQNetwork" points=2
def hidden_KerasQNetwork() -> None:
    rng = np.random.default_rng(43)
    cases: list[tuple[int, int, list[int]]] = [
        (4, 2, []),
        (1, 1, [1]),
        (3, 6, [5]),
        (5, 1, [7, 4]),
        (2, 3, [3, 3, 3]),
        (8, 4, [64, 30]),
        (1, 2, [2, 9, 2, 5]),
        (3, 3, [3] * 8),
    ]
    for n_features, n_actions, widths in cases:
        for dropout in (0.0, 0.3):
            given = tuple(widths) if dropout else widths
            with checks.unchanged(widths=given):
                network = checks.attempt(KerasQNetwork, n_actions, given, dropout)
            checks.true(
                "the network",
                "Model" in checks.keras_form(network).kinds,
                thought="Is it a keras.Model for each width and depth?",
            )
            inputs = rng.normal(size=(6, n_features)).astype(np.float32)
            checks.keras_values(network, inputs)
            sizes = [n_features, *widths, n_actions]
            shapes = list[tuple[int, ...]]()
            for n, m in itertools.pairwise(sizes):
                shapes += [(n, m), (m,)]
            checks.equal(
                "the shapes of its weights",
                [one.shape for one in checks.keras_weights(network)],
                shapes,
                thought="Kernel and bias of each layer, from the first to the last, "
                "for no hidden layer too?",
            )
            weights = [rng.normal(size=one).astype(np.float32) for one in shapes]
            checks.keras_set_weights(network, weights)
            other = checks.attempt(KerasQNetwork, n_actions, given, dropout)
            checks.keras_values(other, inputs)  # and is of no account to `network`
            checks.keras_values(network, inputs, training=True)
            for n_rows, scale in ((6, 1.0), (1, 100.0), (3, 1e-3)):
                inputs = rng.normal(scale=scale, size=(n_rows, n_features))
                units = inputs = inputs.astype(np.float32)
                largest_unit = 1.0
                for number in range(0, len(weights), 2):
                    units = units if number == 0 else np.maximum(units, 0.0)
                    units = units.astype(np.float64) @ weights[number]
                    units = units + weights[number + 1]
                    largest_unit = max(largest_unit, float(np.abs(units).max()))
                for keywords in ({}, {"training": False}, {}):
                    values = checks.keras_values(network, inputs, **keywords)
                    checks.equal(
                        "the dtype", str(values.dtype), "float32", thought="float32?"
                    )
                    checks.close(
                        "the values",
                        values,
                        units,
                        rtol=1e-4,
                        atol=3e-6 * largest_unit,
                        thought="A ReLU after each hidden layer, nothing after the "
                        "last, and nothing dropped unless training=True?",
                    )
                if dropout == 0.0 or not widths:
                    checks.close(
                        "the values in training, with nothing to drop",
                        checks.keras_values(network, inputs, training=True),
                        units,
                        rtol=1e-4,
                        atol=3e-6 * largest_unit,
                        thought="What is dropped at rate 0, or without hidden layers?",
                    )
            slopes = checks.keras_slopes(network, inputs)
            checks.equal(
                "which weights can learn",
                [one is not None for one in slopes],
                [True] * len(weights),
                thought="Does every kernel and bias take part and learn?",
            )
    # layers of ones: the values are what dropout leaves of each from `place` on
    for rate, depth, place in (
        (0.2, 2, 0),
        (0.2, 2, 1),
        (0.5, 2, 0),
        (0.5, 1, 0),
        (0.8, 2, 0),
        (0.8, 2, 1),
        (0.3, 3, 0),
        (0.3, 4, 2),
    ):
        network = checks.attempt(KerasQNetwork, 300, [300] * depth, rate)
        # a network's first call may be one in training, and of a single row
        checks.keras_values(network, np.ones((1, 1), np.float32), training=True)
        ones, eye = np.ones(300, np.float32), np.eye(300, dtype=np.float32)
        weights = [ones[None], 0 * ones]  # the observation 1 comes through, whole
        for number in range(1, depth):
            kernel = 0 * eye if number == place else eye
            weights += [kernel, ones if number == place else 0 * ones]
        checks.keras_set_weights(network, [*weights, eye, -3.0 * ones])
        share, kept = (1 - rate) ** (depth - place), (1 - rate) ** (place - depth)
        thought = "Does dropout follow each hidden layer, at the rate given, and "
        thought += "neither the observations nor the last layer?"
        for n_rows in (20, 1):
            inputs = np.ones((n_rows, 1), np.float32)
            values = checks.keras_values(network, inputs, training=True)
            is_kept = values > -2.9
            checks.close(
                "what is left of a unit",
                values[is_kept],
                np.full(int(is_kept.sum()), kept - 3.0),
                rtol=1e-4,
                atol=1e-4,
                thought=thought,
            )
            checks.close(
                "what is left of a dropped unit",
                values[~is_kept],
                np.full(int((~is_kept).sum()), -3.0),
                rtol=1e-4,
                atol=1e-4,
                thought=thought,
            )
            checks.close(
                "the values after a call in training",
                checks.keras_values(network, inputs),
                np.full((n_rows, 300), -2.0),
                rtol=1e-4,
                atol=1e-4,
                thought="Does `training=True` hold for its own call alone?",
            )
            # the shares in 300 columns of 20 units and 20 rows of 300 spread so much
            for axis, n_units in ((0, 20), (1, 300)) if n_rows == 20 else ():
                ratio = float(is_kept.mean(axis).std()) / math.sqrt(
                    share * (1 - share) / n_units
                )
                checks.true(
                    "how units are dropped",
                    1 / 3 < ratio < 2,
                    thought="Each unit of each row by itself?",
                )
            spread = math.sqrt(share * (1 - share) / values.size)
            checks.close(
                "the share of units that stay",
                float(is_kept.mean()),
                share,
                rtol=0.0,
                atol=6 * spread,
                thought="The rate given, for a batch of one row, too?",
            )
            again = checks.keras_values(network, inputs, training=True)
            checks.true(
                "another call in training",
                not np.array_equal(again, values),
                thought="Is it drawn anew at each call?",
            )


# %% [markdown]
# ## TensorFlow without Keras
#
# Older agents, and the fast ones, use TensorFlow itself. It has no `backward` and no `.grad`. A **tape** records what is computed inside its `with` block, and
# `tape.gradient(loss, variables)` reads the slopes off, as a list. Here is a step as you will find it in many repositories, for a network whose `variables` are kernel, bias, kernel, bias, and so on, with a ReLU between its
# layers.
#
# The cell looks for TensorFlow. If yours says that it is missing, all is well: this course never asks you to install it.


# %% tags=["demo"]
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # no greetings
has_tensorflow = extras.is_there("tensorflow")
tf: Any = import_module("tensorflow") if has_tensorflow else None
print("TensorFlow", tf.__version__ if has_tensorflow else "is not installed here: skip")


def tensorflow_step(
    variables: Any,
    observations: Any,
    actions: Any,
    targets: Any,
    learning_rate: float,
    max_norm: float,
) -> float:
    """Take one step of gradient descent in TensorFlow; return the loss before it."""
    with tf.GradientTape() as tape:
        x = observations
        for i in range(0, len(variables), 2):
            x = tf.matmul(x, variables[i]) + variables[i + 1]
            if i < len(variables) - 2:
                x = tf.nn.relu(x)
        mask = tf.one_hot(actions, depth=x.shape[1])
        chosen = tf.reduce_sum(x * mask, axis=1)
        loss = tf.reduce_mean(tf.square(chosen - tf.stop_gradient(targets)))
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, max_norm)
    for variable, gradient in zip(variables, gradients, strict=True):
        variable.assign_sub(learning_rate * gradient)
    return float(loss)


# %% [markdown]
# `clip_by_global_norm` treats all gradients as one long vector. If that is longer than `max_norm`, it is clipped to this length: all gradients are multiplied by the same factor. Otherwise, they stay as they are.
# `assign_sub` subtracts in place.
#
# ## Exercise 4: from the tape to autograd
#
# *Medium, about 9 minutes.* Translate `tensorflow_step` into PyTorch, line by line: the same arguments, the same loss, the same change.
#
# - `weights` are tensors of PyTorch in Keras's layout: kernel `[n, m]`, bias `[m]`, and so on for at least one layer. They require gradients, and they
#   change **in place**: the caller's tensors hold the new numbers, and go on requiring gradients.
# - Targets are constants, even if they require gradients. What stands in a weight's `.grad` does not count; you may change it. Observations, actions and targets stay as they are.
# - The loss before the step is returned as a `float`.
# - The gradients are finite; all may be 0. You may use `nn.utils.clip_grad_norm_`. (It adds 1e-6 to the length before it divides; that makes no difference here.)
#
# With one layer of kernel `[[1, 2]]` and bias `[0, 0]`, the observation `[[1]]`, action `[1]` and target `[0]`, the loss is 4, and the gradients are `[[0, 4]]` and `[0, 4]`. Their common length is $\sqrt{32} \approx 5.66$. For a
# `max_norm` of $\sqrt 8$ they become `[[0, 2]]` and `[0, 2]`. With a learning rate of 0.5 the kernel ends as `[[1, 1]]`, and the bias as `[0, -1]`.
#
# <details><summary>Hint</summary>
#
# `torch.autograd.grad(loss, weights)` is the nearest thing to `tape.gradient`: a tuple of slopes, and `.grad` is left alone. A tensor that requires gradients may be changed in place inside `torch.no_grad()`.
#
# </details>


# %% exercise="translated_step" task=2
def translated_step(
    weights: list[Tensor],
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
    learning_rate: float,
    max_norm: float,
) -> float:
    """Take the step of ``tensorflow_step`` in PyTorch; return the loss before it.

    Args:
        weights: Kernel ``[n, m]`` and bias ``[m]`` of each layer, float32, requiring
            gradients; they change in place.
        observations: Shape ``[batch, n_features]``, float32; at least one row.
        actions: The action that was taken in each row, shape ``[batch]``, int64.
        targets: Shape ``[batch]``, float32; constants, even if they require gradients.
        learning_rate: Positive.
        max_norm: Length to which all gradients together are clipped, positive.

    Returns:
        The loss before the step, a float.
    """
    # BEGIN SOLUTION
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)  # [batch]
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    factor = max_norm / max(norm, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients, strict=True):
            weight -= learning_rate * factor * gradient
    return loss.item()
    # END SOLUTION


# %% test="translated_step" points=1
def test_translated_step() -> None:
    for max_norm, kernel, bias in (
        (math.sqrt(8), [[1.0, 1.0]], [0.0, -1.0]),
        (6.0, [[1.0, 0.0]], [0.0, -2.0]),
    ):
        weights = [torch.tensor([[1.0, 2.0]]), torch.zeros(2)]
        weights = [one.to(device).requires_grad_() for one in weights]
        for one in weights:
            one.grad = torch.full_like(one, 7.0)  # left from elsewhere
        observations = torch.ones(1, 1, device=device)
        actions, targets = torch.tensor([1], device=device), observations[0] * 0
        held = [*weights]
        with checks.unchanged(observations=observations, targets=targets):
            loss = checks.attempt(
                translated_step, held, observations, actions, targets, 0.5, max_norm
            )
        checks.instance("the loss", loss, float, thought="`.item()` makes one.")
        checks.close("the loss", loss, 4.0, thought="The value 2, the target 0.")
        thought = "All gradients are one long vector: it is clipped to max_norm if it "
        thought += "is longer, and stays as it is if not."
        for what, found, goal in (
            ("the kernel", weights[0], kernel),
            ("the bias", weights[1], bias),
        ):
            checks.close(what, found, goal, rtol=1e-5, atol=2e-6, thought=thought)
        checks.true(
            "weights that go on requiring gradients",
            all(one.requires_grad and one.is_leaf for one in weights),
            thought="Changed in place, inside torch.no_grad()?",
        )


# %% hidden="translated_step" points=2
def hidden_translated_step() -> None:
    rng = np.random.default_rng(44)

    def taught(
        weights: list[Tensor], batch: tuple[NDArray[Any], ...], norm: float
    ) -> tuple[float, list[NDArray[Any]], float]:
        """Loss, clipped gradients and max_norm in float64, row by row.

        A ``norm`` below 0 is one in lengths of these gradients.
        """
        told = [one.detach().cpu().double().requires_grad_() for one in weights]
        errors = list[Tensor]()
        for row, action, target in zip(*batch, strict=True):
            units = torch.tensor(row, dtype=torch.float64)
            for number in range(0, len(told), 2):
                units = units if number == 0 else units.clamp(min=0.0)
                units = units @ told[number] + told[number + 1]
            errors.append(units[int(action)] - float(target))
        loss = torch.stack(errors).square().mean()
        slopes = [one.numpy() for one in torch.autograd.grad(loss, told)]
        length = float(np.linalg.norm(np.concatenate([one.ravel() for one in slopes])))
        norm = norm if norm > 0.0 else -norm * length
        factor = min(1.0, norm / max(length, 1e-9))
        return loss.item(), [one * factor for one in slopes], norm

    cases = [
        [1, 1],
        [3, 4],
        [2, 5, 3],
        [4, 6, 1],
        [3, 3, 3, 3],
        [1, 70, 2],
        [5, 2, 2, 9],
    ]
    for case, widths in enumerate(cases):
        # rows, max_norm of two steps, learning rate, size of weights and targets
        for n_rows, norms, rate, scale in (
            (1, (0.05, 0.05), 0.5, 1.0),
            (8, (1e3, 1e3), 0.02, 1.0),
            (20, (0.7, 0.7), 1.5, 1.0),
            (5, (0.01, 0.01), 0.5, 0.05),
            # below 0, in lengths of the gradients
            (7, (-1.04, -0.96), 0.1, 1.0),
            (4, (-1.6, -0.6), 0.1, 1.0),
            (1, (-4.0, -0.3), 0.1, 1.0),
            (2, (0.3, 0.3), 0.5, 0.0),  # a loss of 0: gradients that are all 0
        ):
            weights = list[Tensor]()
            for n, m in itertools.pairwise(widths):
                for shape in ((n, m), (m,)):
                    drawn = (scale * rng.normal(size=shape)).astype(np.float32)
                    weights.append(torch.from_numpy(drawn).to(device).requires_grad_())
            for one in weights:
                old_slope = (None, torch.full_like(one, 9.0), one.detach() * math.nan)
                one.grad = old_slope[case % 3]
            for size, given_norm in zip((1.0, 10.0), norms, strict=True):
                inputs = rng.normal(size=(n_rows, widths[0])).astype(np.float32)
                taken = rng.integers(max(1, widths[-1] - case % 2), size=n_rows)
                goals = (scale * size * rng.normal(size=n_rows)).astype(np.float32)
                if n_rows > 3:  # two rows alike, and a target that is 0
                    inputs[1], taken[1], goals[2] = inputs[0], taken[0], 0.0
                batch = inputs, taken, goals
                loss, slopes, norm = taught(weights, batch, given_norm)
                observations = torch.from_numpy(inputs).to(device)
                actions = torch.from_numpy(taken).to(device)
                targets = torch.from_numpy(goals).to(device)
                if case % 3 == 0:  # the same numbers, in a graph
                    total = (observations @ weights[0]).sum()
                    targets = targets + (total - total.detach())
                old = [checks.to_array(one).astype(np.float64) for one in weights]
                norm_there = math.sqrt(sum(float((one**2).sum()) for one in slopes))
                held = [*weights]  # the answer's own list
                with checks.unchanged(
                    observations=observations, actions=actions, targets=targets
                ):
                    found = checks.attempt(
                        translated_step,
                        held,
                        observations,
                        actions,
                        targets,
                        rate,
                        norm,
                    )
                checks.instance("the loss", found, float, thought="A float?")
                checks.close(
                    "the loss",
                    found,
                    loss,
                    rtol=1e-4,
                    atol=1e-6 * float(np.mean(goals**2)),
                    thought="The mean over all rows, each with its own action and "
                    "target, before the step? A ReLU after all layers but the last?",
                )
                for one, before, slope in zip(weights, old, slopes, strict=True):
                    checks.close(
                        "the change of a weight",
                        checks.to_array(one).astype(np.float64) - before,
                        -rate * slope,
                        rtol=2e-3,
                        atol=3e-6 * float(np.abs(before).max() + rate * norm_there),
                        thought="The learning rate times the gradient, clipped to "
                        "max_norm by one factor for all, if it is longer? Nothing "
                        "from old slopes, and nothing through the targets.",
                    )
                checks.true(
                    "the weights",
                    all(one.requires_grad and one.is_leaf for one in weights),
                    thought="Do they go on requiring gradients?",
                )


# %% [markdown]
# Your translation now takes 20 steps, for ten networks. Where TensorFlow is installed, the original takes each of these 200 steps as well, from the same weights, and the two must agree
# after it.

# %% tags=["demo"]
with checks.demonstration():

    def tape_against_autograd(seed: int) -> float:
        """Take 20 steps in both libraries; return the largest difference after one."""
        rng = np.random.default_rng(seed)
        shapes = [(4, 16), (16,), (16, 3), (3,)]
        start = [0.5 * rng.normal(size=shape).astype(np.float32) for shape in shapes]
        weights = [torch.tensor(one, device=device).requires_grad_() for one in start]
        largest = 0.0
        for _ in range(20):
            here = [one.detach().cpu().numpy().copy() for one in weights]
            x = rng.normal(size=(8, 4)).astype(np.float32)
            a = rng.integers(3, size=8)
            y = rng.normal(size=8).astype(np.float32)
            observations, actions, targets = [
                torch.from_numpy(one).to(device) for one in (x, a, y)
            ]
            translated_step(weights, observations, actions, targets, 0.05, 1.0)
            if has_tensorflow:
                variables = [tf.Variable(one) for one in here]
                tensorflow_step(variables, x, a, y, 0.05, 1.0)
                for one, two in zip(weights, variables, strict=True):
                    gap = np.abs(one.detach().cpu().numpy() - two.numpy()).max()
                    largest = max(largest, float(gap))
        return largest

    tape_gaps = [tape_against_autograd(seed) for seed in range(10)]
    if has_tensorflow:
        print(f"200 single steps: tape and autograd {max(tape_gaps):.1e} apart at most")
    else:
        print("TensorFlow is not installed here: your translation ran alone")
    assert max(tape_gaps) < 1e-6

# %% [markdown]
# ## Exercise 5: ten idioms
#
# *Easy, about 5 minutes.* You are to port this program. Which PyTorch replaces each of its ten numbered lines?
#
# ```python
# model = keras.Sequential([keras.Input((4,)), Dense(64, activation="relu"), Dense(2)])  # 1
# model.summary()                                                                        # 2
# target.set_weights(model.get_weights())                                                # 3
# values = model(tf.expand_dims(observation, 0), training=False)                         # 4
#
# @tf.function                                                                           # 5
# def update(observations, actions, targets):
#     with tf.GradientTape() as tape:
#         values = model(observations, training=True)
#         chosen = tf.reduce_sum(values * tf.one_hot(actions, 2), axis=1)                # 6
#         loss = tf.reduce_mean((chosen - tf.stop_gradient(targets)) ** 2)               # 7
#     gradients = tape.gradient(loss, model.trainable_variables)                         # 8
#     optimizer.apply_gradients(zip(gradients, model.trainable_variables))               # 9
#
# model.compile(optimizer, loss="mse"); model.fit(x, y, epochs=3)                        # 10
# ```
#
# Number 4 runs outside any tape, so that nothing is recorded. Number 8 stands for the tape as a whole, the `with` and `tape.gradient`; each update begins a new one, without old slopes. Number 7 is `tf.stop_gradient(targets)` alone. Number 5 is the line with the `@`: it has TensorFlow translate the function into a graph, which runs faster.
#
# | | PyTorch |
# |---|---|
# | A | `network = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))` |
# | B | a loop over three epochs and their shuffled batches, with `loss`, `zero_grad`, `backward` and `step` in it |
# | C | `values.gather(1, actions[:, None]).squeeze(1)` |
# | D | `targets.detach()` |
# | E | `target.load_state_dict(network.state_dict())` |
# | F | `target = network` |
# | G | `network.eval()`, then `values = network(observation.unsqueeze(0))` inside `torch.no_grad()` |
# | H | `network.train()`, then `values = network(observation.squeeze(0))` |
# | I | `optimiser.zero_grad()`, then `loss.backward()` |
# | J | `optimiser.step()` |
# | K | nothing: PyTorch runs each line as it comes; where speed is needed, `torch.compile(update)` |
# | L | `torch.no_grad()` around the whole function |
# | M | `print(network)`, and a sum over `p.numel()` for the number of weights |
# | N | `values[:, actions]` |
# | O | `targets.requires_grad_()` |
#
# Return a dictionary from the numbers 1 to 10, whole numbers, to letters. Each number has one letter, the line that does the same; five letters are left over.
#
# <details><summary>Hint</summary>
#
# Try N on a batch of three: which shape does it have?
#
# </details>


# %% exercise="counterparts" task=4
def counterparts() -> dict[int, str]:
    """Return the PyTorch counterpart of each TensorFlow idiom.

    Returns:
        For each of the numbers 1 to 10, a capital letter from A to O.
    """
    # BEGIN SOLUTION
    return dict(enumerate("AMEGKCDIJB", start=1))
    # END SOLUTION


# %% test="counterparts" points=1
def test_counterparts() -> None:
    thought = "A dictionary with the keys 1 to 10, whole numbers."
    letters = checks.instance(
        "the result", checks.attempt(counterparts), dict, thought=thought
    )
    checks.equal("the keys", set(letters), set(range(1, 11)), thought=thought)
    checks.true(
        "the letters",
        all(
            type(one) is str and one in [*"ABCDEFGHIJKLMNO"] for one in letters.values()
        ),
        thought="Each is one capital letter from A to O.",
    )
    checks.equal(
        "the letter for 1",
        letters[1],
        "A",
        thought="Two linear layers with a ReLU between them.",
    )


# %% hidden="counterparts" points=2
def hidden_counterparts() -> None:
    thought = "Is it a dictionary with the keys 1 to 10?"
    letters = checks.instance(
        "the result", checks.attempt(counterparts), dict, thought=thought
    )
    checks.equal("the keys", set(letters), set(range(1, 11)), thought=thought)
    for numbers, wanted, thought in (
        ((1, 2, 3), "AME", "How are networks built, shown and copied?"),
        ((4, 5), "GK", "What switches dropout, adds an axis, and what needs no line?"),
        ((6, 7), "CD", "One value from each row; a constant."),
        ((8, 9, 10), "IJB", "Slopes, a step, and what `fit` does."),
    ):
        found = [letters[number] for number in numbers]
        checks.equal("these letters", found, [*wanted], thought=thought)


# %% [markdown]
# ## Exercise 6: what the lines do not say
#
# *Written answer, about 5 minutes.* Three traps of a translation that reads well, two or three sentences each:
#
# 1. In line 4 the mode that you set lasts. What goes wrong in the next `update`, and which line prevents it?
# 2. In line 8 a tape is new at each step. What goes wrong in PyTorch if `zero_grad` is left out?
# 3. You replace `model.compile("adam", "mse")` and `fit` by a loop over the rows in order, with `torch.optim.Adam`, and copy the first weights. Name two reasons why the weights still do not end where Keras's do.

# %% [markdown] answer="traps" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** (1) After `network.eval()` the network stays in that mode, so `update` trains without dropout, while Keras's drops units because of `training=True`. `network.train()` before
# the forward pass in `update` prevents it. (2) `backward` adds to `.grad`. Without `zero_grad` the second step follows the sum of two batches' slopes, the third of three, and so on: the steps are no longer those of the
# loss of this batch. (3) `fit` shuffles the rows before each epoch, so its batches hold other rows in another order. And the two Adams differ: the default epsilon is $10^{-7}$ in Keras and $10^{-8}$ in PyTorch, and Keras adds it before
# the correction for the first steps. (Another reason, if the loop takes batches of another size: `fit` takes 32 rows.)
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Says that the update runs without dropout, and that `train()` belongs before its forward pass.
# - Says that slopes add up over steps.
# - Half a point for each of two sound reasons: shuffling, epsilon (its size or its place), the size of a batch.
# ### END SOLUTION

# %% [markdown]
# ## Summary and outlook
#
# - A **kernel** is a transposed weight. With weights copied, both networks gave the same values to 1e-6, and one step of SGD led both to the same weights, to 1e-6.
# - **Defaults** differ: first weights of up to 0.15 against 0.5 in a layer from 4 to 256; biases of 0; an Adam whose first step at a slope of $10^{-6}$ is a quarter of the learning rate in Keras, and all of it in PyTorch.
# - **`fit`** is the plain loop, once it is told not to shuffle: 6 steps for 10 rows in batches of 4, twice.
# - **Dropout** listens to `training=`, call by call; `train()` and `eval()` do nothing to a Keras model.
# - A **tape** is autograd with a `with` block around it. Where TensorFlow is installed, the original and the translation agree to 1e-6 in each of 200 steps from the same weights.
#
# **Where it leads**: from here on the course speaks PyTorch. Part 3.3 is about modules. When a paper's code is in TensorFlow, come back for the table.
#
# **Further reading**: Keras's developer guides ("Making new layers and models via subclassing", "Writing a training loop from scratch in PyTorch"); TensorFlow's guide "Introduction to gradients and automatic
# differentiation".
