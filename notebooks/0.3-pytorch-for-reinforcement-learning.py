# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 0.3: PyTorch for reinforcement learning"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# NumPy computes. **PyTorch** computes as well, and it remembers how. So when a number comes out too large, PyTorch can tell for each of ten thousand
# weights: would that number shrink if this weight grew a little? That is a derivative, and an agent that learns with a network asks for it at every step.
#
# This part walks once through the machinery that all deep reinforcement learning (RL) is made of: a slope by **autograd**, a network as
# an **`nn.Module`**, one step of an **optimiser** towards better action values, the move to another **device**, and the copy of a network
# that keeps still while the other learns. Later parts open each of these boxes. Here you learn to use them, and to see when they do not do what
# you meant.
#
# **After this part you can**
#
# - let PyTorch compute a derivative, and check by hand that it is the right one;
# - write a Q-network of any width and depth;
# - pick the values of the actions that were taken, and pull them towards their targets by one step of an optimiser;
# - put a network and its data on one device;
# - tell a copy of a network from a second name for it.
#
# **You need** NumPy's arrays, their shapes, and gathering (0.2), and the derivatives of a product and of $e^x$. Part 1.1 says more about
# tensors.
#
# **Time** about 25 minutes to read, 45 to work.
#
# **Sources** Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library* (2019); Sutton and Barto,
# *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 9.3 (stochastic gradient descent for values) and 13.1 (a policy with a slope); Mnih
# and others, *Human-level control through deep reinforcement learning* (2015).

# %%
import contextlib
import copy
import math
from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import checks, devices
from rlcourse.figures import controls, plots
from torch import Tensor, nn

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## Tensors: arrays that remember
#
# A **tensor** has values, a shape and a dtype like an array, and two more facts: the **device** where it lies, and whether PyTorch keeps
# notes on what is computed from it (`requires_grad`).
#
# | NumPy | PyTorch | mind the difference |
# |---|---|---|
# | `np.array([1.0, 2.0])` | `torch.tensor([1.0, 2.0])` | numbers with a decimal point become `float32`, not `float64` |
# | `x.mean(axis=0)` | `x.mean(dim=0)` | an axis is called `dim` |
# | `x[:, None]` | `x.unsqueeze(1)` | `x[:, None]` works as well |
# | `values[np.arange(n), actions]` | `values.gather(1, actions[:, None])` | `gather` keeps the axis: shape `[n, 1]` |
# | `np.random.default_rng(0)` | `torch.Generator().manual_seed(0)` | passed to functions in the same way |
# | `x.copy()` | `x.clone()` | `x.detach()` is *no* copy: the same numbers, without notes |
#
# `tensor.item()` makes a plain Python number of a tensor with one entry.
#
# **Predict, then run.** What dtype and shape does each of these have?


# %% tags=["demo", "nbval-check-output"]
def show_tensor(expression: str, x: Tensor) -> None:
    """Print what an expression gives: shape, dtype and values, in one line."""
    kind = str(x.dtype).removeprefix("torch.")
    print(f"{expression:34} {tuple(x.shape)!s:7} {kind:8} {x.tolist()}")


pairs = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
picks = torch.tensor([0, 1, 1])
show_tensor("pairs.mean(dim=0)", pairs.mean(dim=0))
show_tensor("picks", picks)
show_tensor("pairs > 2.5", pairs > 2.5)
show_tensor("pairs.gather(1, picks[:, None])", pairs.gather(1, picks[:, None]))
show_tensor("... .squeeze(1)", pairs.gather(1, picks[:, None]).squeeze(1))
show_tensor("pairs.max(dim=1).values", pairs.max(dim=1).values)
assert pairs.gather(1, picks[:, None]).squeeze(1).tolist() == [1.0, 4.0, 6.0]

# %% [markdown]
# ## The mathematics
#
# **A policy with one knob.** An agent has two buttons. Button 1 pays $r_1$, button 0 pays $r_0$. Its policy is a single number $\theta$ (theta): it
# presses button 1 with probability
#
# $$p = \sigma(\theta) = \frac{1}{1 + e^{-\theta}} ,$$
#
# the **sigmoid** of $\theta$, which climbs from 0 to 1. The reward that it may expect is $J(\theta) = (1 - p)\, r_0 + p\, r_1$. Which way
# should the agent turn its knob, and how much does it gain? The slope $J'(\theta)$ tells.
#
# *The slope of the sigmoid.* By the chain rule, and since $1 - p = \frac{e^{-\theta}}{1 + e^{-\theta}}$,
#
# $$\sigma'(\theta) = \frac{e^{-\theta}}{(1 + e^{-\theta})^2} = p\, (1 - p), \qquad\text{so}\qquad J'(\theta) = p\, (1 - p)\, (r_1 - r_0) .$$
#
# Turn towards the button that pays more; the slope is largest where the agent is undecided, at $p = \frac12$, and nearly vanishes where
# the agent has made up its mind.
#
# **The loss of a batch.** A Q-network gives a row of values for each observation $s_i$: one estimate $Q(s_i, a)$ for each action $a$. In step $i$ the
# agent took the action $a_i$, and what came of it suggests that its value should have been the **target** $y_i$. (Here the targets are given.
# In temporal-difference learning, TD for short, they are made of the reward and of the values of the next observation: Part 5.2.) The loss
# of $n$ steps is the mean squared **TD error**,
#
# $$L = \frac1n \sum_{i=1}^n \bigl( Q(s_i, a_i) - y_i \bigr)^2 .$$
#
# Which values does it pull at? The action that was *not* taken does not occur in $L$, so
#
# $$\frac{\partial L}{\partial Q(s_i, a)} = \begin{cases} \frac2n \bigl( Q(s_i, a_i) - y_i \bigr) & \text{if } a = a_i,\\ 0 & \text{otherwise.} \end{cases}$$
#
# The loss speaks only of what the agent did. It is meant to move values towards targets, never targets towards values: $y_i$ counts
# as a **constant**, even where it was computed from the same network. (A network shares its weights among all actions, so a step that is meant for one value
# may still shift the others.) An optimiser moves each weight $w$ of the network against its slope. The plainest
# is SGD: $w \leftarrow w - \eta\, \partial L / \partial w$ with a learning rate $\eta$ (eta).
#
# ```text
# One TD step on a batch
# 1  values ← Q(s), all actions, for each observation s of the batch
# 2  chosen ← from each row of values, the one of the action that was taken
# 3  L ← mean of (chosen - targets)², the targets being constants
# 4  forget the slopes of the step before
# 5  compute the slope of L in each weight
# 6  move each weight against its slope, as the optimiser says
# 7  return L
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $\theta$ | the policy's knob | `x`, `theta` | `[]` | `float64` |
# | $J(\theta)$, $J'(\theta)$ | expected reward, its slope | `function(x)`, result of `checked_slope` | `[]`, number | `float64` |
# | $s_i$ | observations of a batch | `observations` | `[batch, n_features]` | `float32` |
# | $Q(s_i, a)$ | action values | `network(observations)` | `[batch, n_actions]` | `float32` |
# | $a_i$ | actions that were taken | `actions` | `[batch]` | `int64` |
# | $Q(s_i, a_i)$ | values of these actions | `chosen` | `[batch]` | `float32` |
# | $y_i$ | targets | `targets` | `[batch]` | `float32` |
# | $L$ | loss | `loss` | `[]` | `float32` |
# | $w$, $\eta$ | weights, learning rate | `network.parameters()`, `lr=` of the optimiser | | `float32` |

# %% [markdown]
# ## Autograd: a slope for free
#
# Three lines: make a tensor on which PyTorch keeps notes, compute with it, and ask for the slope. The slope appears in the `.grad` of the
# tensor that you started from.
#
# Two functions to ask for slopes:


# %%
def expected_reward(theta: Tensor) -> Tensor:
    """Return J(theta) for buttons that pay 1 and 3; any shape, entry by entry."""
    p = torch.sigmoid(theta)
    return (1 - p) * 1.0 + p * 3.0


def square(x: Tensor) -> Tensor:
    """Return x times x; any shape, entry by entry."""
    return x * x


# %% [markdown]
# Move the slider. **Predict first**: where is the curve steepest, and what happens to the slope far to the right, where the
# agent is sure to press the better button?
#
# (If you see no slider, you are looking at a static copy of this notebook, at $\theta = -1$.)


# %% tags=["demo"] alt="Two panels over theta from minus 6 to 6, for buttons that pay 1 and 3. Left, the expected reward climbs from 1 to 3 like an S, with a tangent at theta = minus 1. Right, the slope is a hill with its top of 0.5 at theta = 0; the slope at minus 1, 0.39, is marked."
def policy_figure(theta: float) -> Figure:
    """Draw the expected reward with its tangent, and the slope, both by autograd."""
    grid = torch.linspace(-6.0, 6.0, 121, dtype=torch.float64, requires_grad=True)
    rewards = expected_reward(grid)
    (slopes,) = torch.autograd.grad(rewards.sum(), grid)  # each entry its own slope
    here = torch.tensor(theta, dtype=torch.float64, requires_grad=True)
    height = expected_reward(here)
    height.backward()
    assert here.grad is not None
    slope, at = here.grad.item(), height.item()
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.3), layout="constrained")
    colours = plots.colours_of(["J", "tangent", "slope"])
    x = grid.detach().numpy()
    look = plots.look_of(colours["J"])
    left.plot(x, rewards.detach().numpy(), label=r"$J(\theta)$", **look)
    reach = np.array([-1.5, 1.5])
    look = plots.look_of(colours["tangent"])
    left.plot(theta + reach, at + slope * reach, label="tangent", **look)
    left.plot([theta], [at], "o", color=colours["tangent"])
    left.set(xlabel=r"knob $\theta$", ylabel="expected reward", ylim=(0.5, 3.5))
    left.legend(loc="upper left")
    look = plots.look_of(colours["slope"])
    right.plot(x, slopes.numpy(), label=r"$J'(\theta)$ by autograd", **look)
    right.plot([theta], [slope], "o", color=colours["tangent"])
    right.set(xlabel=r"knob $\theta$", ylabel="slope", ylim=(-0.02, 0.65))
    right.legend(loc="upper left")
    p = 1 / (1 + math.exp(-theta))
    figure.suptitle(
        rf"$\theta$ = {theta:.1f}: autograd says {slope:.4f}, "
        f"p (1 - p) (3 - 1) is {2 * p * (1 - p):.4f}"
    )
    assert math.isclose(slope, 2 * p * (1 - p), rel_tol=1e-9)
    return figure


controls.interactive_figure(
    policy_figure, theta=controls.slider(-6.0, 6.0, 0.5, -1.0, "knob θ")
)

# %% [markdown]
# What to see: autograd and the formula agree, to nine digits (the cell asserts it at each place of the slider). And the hill on the right is
# why agents that are sure of themselves learn slowly: at $\theta = 6$ the slope is all but gone, whichever button pays more.
#
# Two habits of `backward` to remember. It **adds** to `.grad`: whoever asks twice gets the sum of both. And it works for one number, a tensor
# of shape `[]`; for a whole batch, ask for the slope of its mean or sum.


# %% tags=["demo", "nbval-check-output"]
def show_adding() -> None:
    """Ask for the slope of x squared at 3 twice, and print what `.grad` holds."""
    x = torch.tensor(3.0, requires_grad=True)
    for call in ("first", "second"):
        square(x).backward()
        assert x.grad is not None
        print(f"after the {call} backward: {x.grad.item()}")
    assert x.grad is not None and x.grad.item() == 12.0


show_adding()

# %% [markdown]
# ## Exercise 1: a slope, checked by hand
#
# *Medium, about 10 minutes.* Never trust a derivative that was computed in one way only. Write a function that
#
# - computes the slope of `function` at `x` by autograd, in `float64`, and
# - compares it with `derivative(x)`, which somebody worked out by hand for plain numbers. If the two differ by more than $10^{-6}$, in either direction, it raises a
#   `ValueError` whose text holds both numbers, as Python prints them. Otherwise it returns the slope that autograd found, as a `float`.
#
# `checked_slope(square, lambda x: 2 * x, 3.0)` is `6.0`. With `lambda x: 3 * x` as the derivative it raises a `ValueError` that says, for
# example, "autograd says 6.0, by hand it is 9.0".
#
# `x` may be a whole number: PyTorch keeps no notes on whole numbers, so make it a float tensor.
#
# <details><summary>Hint</summary>
#
# `torch.tensor(x, dtype=..., requires_grad=True)` is the start. Then call `function`, then `backward()` on what it returns. `.grad.item()` is a Python float, which an
# f-string prints as it should.
#
# </details>


# %% exercise="checked_slope" task=1
def checked_slope(
    function: Callable[[Tensor], Tensor],
    derivative: Callable[[float], float],
    x: float,
) -> float:
    """Return the slope of a function by autograd, if the one by hand agrees.

    Args:
        function: Maps a float64 tensor of shape ``[]`` to another, by PyTorch's
            operations.
        derivative: Its derivative, worked out by hand; takes and gives plain numbers.
        x: Where; a whole number will do.

    Returns:
        The slope that autograd found, computed in float64, as a float.

    Raises:
        ValueError: The two slopes differ by more than 1e-6; the message holds both.
    """
    # BEGIN SOLUTION
    at = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(at).backward()
    assert at.grad is not None
    slope, by_hand = at.grad.item(), derivative(x)
    if abs(slope - by_hand) > 1e-6:
        raise ValueError(f"autograd says {slope}, by hand it is {by_hand}")
    return slope
    # END SOLUTION


# %% test="checked_slope" points=1
def test_checked_slope() -> None:
    for x, expected in ((3.0, 6.0), (-1, -2.0), (0, 0.0)):
        slope = checks.attempt(checked_slope, square, lambda x: 2.0 * x, x)
        checks.instance(
            "the slope", slope, float, thought="`.item()` makes a float of a tensor."
        )
        checks.close(
            f"the slope of the square at {x}",
            slope,
            expected,
            thought="The derivative of t * t is 2 t. Is a whole x made a float first?",
        )
    slope = checks.attempt(
        checked_slope, expected_reward, lambda _: 0.393223866483, 1.0
    )
    checks.close(
        "the slope of the expected reward at 1",
        slope,
        0.3932238664829637,
        rtol=1e-14,
        atol=0.0,
        thought="Autograd's slope, and in float64?",
    )
    for wrong in (9.0, 6.001, 5.999):
        checks.raises(
            ValueError,
            lambda wrong=wrong: checked_slope(square, lambda _: wrong, 3.0),
            mentions=["6.0", str(wrong)],
            thought="Is every difference of more than 1e-6 refused, above and below, "
            "and does the text say both slopes?",
        )


# %% hidden="checked_slope" points=2
def hidden_checked_slope() -> None:
    rng = np.random.default_rng(31)

    def compare(
        function: Callable[[Tensor], Tensor],
        derivative: Callable[[float], float],
        x: float,
        *,
        is_exact: bool,
    ) -> None:
        expected = float(derivative(x))
        shifts = [0.0, 9.8e-7, -9.8e-7]
        shifts += [1e-6, -1e-6] if expected == 0.0 else []  # exact, so no more than it
        for shift in shifts:
            slope = checks.attempt(
                checked_slope, function, lambda _, shift=shift: expected + shift, x
            )
            checks.instance("the slope", slope, float, thought="Is it a float?")
            checks.close(
                "the slope",
                slope,
                expected,
                rtol=1e-11,
                atol=1e-11,
                thought="Is it autograd's slope, in float64? Slopes that differ by "
                "1e-6 or less agree.",
            )
        wrong = [expected + error for error in (1.02e-6, -1.02e-6, -70.0, 1e9)]
        wrong += [-expected, 0.0] if abs(expected) > 1e-3 else []
        for told in wrong:
            checks.raises(
                ValueError,
                lambda told=told: checked_slope(function, lambda _: told, x),
                mentions=[str(told), str(expected)] if is_exact else [str(told)],
                thought="Are slopes that differ by more than 1e-6 refused, whichever "
                "is the larger one, and does the text say both?",
            )

    # given functions and torch's own modules: all ways of autograd can look into them
    for x in (0.0, 1, -2, 12.5, float(rng.normal())):
        beta, p = float(rng.uniform(0.5, 2.5)), 1 / (1 + math.exp(-x))
        steep = 1 / (1 + math.exp(-beta * x))
        softplus = nn.Softplus(beta, threshold=50.0)
        compare(expected_reward, lambda _, p=p: 2 * p * (1 - p), x, is_exact=False)
        compare(softplus, lambda _, steep=steep: steep, x, is_exact=False)
        compare(square, lambda x: 2.0 * x, x, is_exact=True)
    for slope in (-3.0, 1e8, 1e-3):  # of the part below zero
        line = nn.LeakyReLU(slope)
        compare(line, lambda _, slope=slope: slope, -1 / 3, is_exact=True)
        compare(line, lambda _: 1.0, 7, is_exact=True)
    seen: list[tuple[torch.dtype, tuple[int, ...]]] = []

    def watched(at: Tensor) -> Tensor:
        seen.append((at.dtype, tuple(at.shape)))
        return at * at

    with contextlib.suppress(checks.CheckFailedError):  # not all ways can be watched
        checks.attempt(checked_slope, watched, lambda x: 2.0 * x, 3.0)
    for dtype, shape in seen:
        thought = "Is the function given a float64 tensor without axes?"
        checks.equal("the dtype", str(dtype), "torch.float64", thought=thought)
        checks.equal("the shape", shape, (), thought=thought)
    places = (0.1, 1 / 3, -7.7)
    asked: list[object] = []

    def by_hand(at: float) -> float:
        asked.append(at)
        return 2.0 * float(at)

    for x in places:
        checks.attempt(checked_slope, square, by_hand, x)
    thought = "Is the slope by hand asked for at x itself, a plain number?"
    checks.equal(
        "where the derivative by hand is asked",
        {checks.number("its place", at, thought=thought) for at in asked},
        set(places),
        thought=thought,
    )


# %% [markdown]
# ## A network is a function with knobs
#
# A **module** (`nn.Module`) is a function with weights. A class of yours names its layers in the constructor, after `super().__init__()`, and says
# in `forward` how the input runs through them. Whatever layer you assign to an attribute of `self` is **registered**: its weights are found by
# `parameters()`, by the optimiser, by `to(device)`. Layers in a plain Python list are *not* found; `nn.Sequential(*layers)` and
# `nn.ModuleList(layers)` are registered.
#
# Here is the smallest example, a policy with one linear layer. `nn.Linear(4, 2)` computes $W s + b$ for each row $s$ of a batch, with random $W$ of
# shape `[2, 4]` and $b$ of shape `[2]` at first. **Predict**: how many numbers can be trained in it? And how many does the second class
# below seem to have?


# %% tags=["demo", "nbval-check-output"]
class LinearPolicy(nn.Module):
    """One score for each of two actions, from four features."""

    def __init__(self) -> None:
        super().__init__()
        self.scores = nn.Linear(4, 2)

    def forward(self, observations: Tensor) -> Tensor:
        """Scores: ``[batch, 4]`` to ``[batch, 2]``."""
        return self.scores(observations)


class ForgetfulPolicy(nn.Module):
    """The same, with its layer hidden in a list."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Linear(4, 2)]

    def forward(self, observations: Tensor) -> Tensor:
        """Scores: ``[batch, 4]`` to ``[batch, 2]``."""
        return self.layers[0](observations)


def n_weights(network: nn.Module) -> int:
    """Return how many numbers an optimiser would find."""
    return sum(parameter.numel() for parameter in network.parameters())


for policy in (LinearPolicy(), ForgetfulPolicy()):
    kind, shape = type(policy).__name__, tuple(policy(torch.zeros(3, 4)).shape)
    print(f"{kind:16} output {shape}, {n_weights(policy)} numbers to train")
assert n_weights(LinearPolicy()) == 10 and n_weights(ForgetfulPolicy()) == 0

# %% [markdown]
# What to see: both compute, and only one of them will ever learn. $2 \cdot 4$ weights and 2 biases make 10.
#
# Between two linear layers stands a **ReLU**, $\max(0, x)$ entry by entry. Without it, two linear layers would be one linear layer in disguise.

# %% [markdown]
# ## Exercise 2: a Q-network
#
# *Medium, about 12 minutes.* Write a Q-network: a module that maps a batch of observations to one value for each action.
#
# - It has `depth` **hidden layers** of `width` units each, and after them an output layer with one unit for each action. So there are
#   `depth + 1` linear layers, each with its bias and with random weights of its own, as `nn.Linear` makes them.
# - After each hidden layer comes a ReLU. After the output layer comes nothing: values may be negative, and of any size.
# - With `depth` 0 there is the output layer alone.
# - It can be trained: after `backward` every weight has its slope in `.grad`. And it can be moved: after `network.to(device)` it runs on that device.
#
# `QNetwork(4, 2, width=8, depth=2)` has three linear layers, $4 \to 8 \to 8 \to 2$, and $4 \cdot 8 + 8 + 8 \cdot 8 + 8 + 8 \cdot 2 + 2 = 130$ numbers to train.
#
# <details><summary>Hint</summary>
#
# Collect the layers in a list, `nn.Linear` and `nn.ReLU` in turn, and hand them to `nn.Sequential` at the end. Which number of inputs does the first
# hidden layer have, and which the others?
#
# </details>


# %% exercise="QNetwork" task=2 forbid="rlcourse.agents.networks"
class QNetwork(nn.Module):
    """Values of all actions, from observations, by linear layers with ReLUs between.

    Args:
        n_features: Length of an observation, at least 1.
        n_actions: Number of actions, at least 1.
        width: Units of each hidden layer, at least 1.
        depth: Number of hidden layers, at least 0.
    """

    def __init__(self, n_features: int, n_actions: int, width: int, depth: int) -> None:
        super().__init__()
        # BEGIN SOLUTION
        layers: list[nn.Module] = []
        n_inputs = n_features
        for _ in range(depth):
            layers += [nn.Linear(n_inputs, width), nn.ReLU()]
            n_inputs = width
        self.layers = nn.Sequential(*layers, nn.Linear(n_inputs, n_actions))
        # END SOLUTION

    def forward(self, observations: Tensor) -> Tensor:
        """Return action values: ``[batch, n_features]`` to ``[batch, n_actions]``."""
        # BEGIN SOLUTION
        return self.layers(observations)
        # END SOLUTION


# %% test="QNetwork" points=1
def test_QNetwork() -> None:
    network = checks.instance(
        "QNetwork(4, 2, 8, 2)",
        checks.attempt(QNetwork, 4, 2, 8, 2),
        nn.Module,
        thought="Does the class still derive from nn.Module?",
    )
    checks.tensor(
        "its output for a batch [5, 4]",
        checks.attempt(network, torch.zeros(5, 4)),
        shape=(5, 2),
        dtype=torch.float32,
        thought="One value for each action, for each row.",
    )
    checks.equal(
        "the shapes of its weights and biases",
        sorted(tuple(one.shape) for one in network.parameters()),
        [(2,), (2, 8), (8,), (8,), (8, 4), (8, 8)],
        thought="depth hidden layers and one more. Are all of them registered? A list "
        "hides them.",
    )
    with torch.no_grad():
        for one in network.parameters():
            one.fill_(-1.0)
    checks.close(
        "its values when each weight and bias is -1",
        checks.attempt(network, torch.ones(1, 4)),  # hidden units: -5, so 0 by the ReLU
        [[-1.0, -1.0]],
        thought="A ReLU after every hidden layer, and none after the last?",
    )
    with torch.no_grad():
        for one in network.parameters():
            one.fill_(1.0)
    checks.close(
        "its values when each weight and bias is 1",
        checks.attempt(network, torch.ones(1, 4)),  # hidden units: 5, then 41
        [[329.0, 329.0]],
        thought="Does the ReLU let positive numbers through?",
    )
    checks.equal(
        "the shapes of the weights and biases of QNetwork(4, 2, 8, 0)",
        sorted(
            tuple(one.shape)
            for one in checks.attempt(QNetwork, 4, 2, 8, 0).parameters()
        ),
        [(2,), (2, 4)],
        thought="With no hidden layer, from where to where does the output layer lead?",
    )


# %% hidden="QNetwork" points=2
def hidden_QNetwork() -> None:
    rng = np.random.default_rng(32)
    cases = [(5, 3, 7, 0), (4, 1, 6, 1), (1, 1, 1, 1), (1, 6, 3, 2), (8, 2, 6, 3)]
    cases += [(3, 3, 3, 2), (2, 5, 40, 1), (6, 4, 1, 2), (2, 1, 4, 4), (1, 1, 9, 0)]
    cases += [(3, 2, 2, 5)]
    for n_features, n_actions, width, depth in cases:
        network = checks.instance(
            "the network",
            checks.attempt(QNetwork, n_features, n_actions, width, depth),
            nn.Module,
            thought="Is it a module for each width and depth?",
        )
        checks.true(
            "weights that can be trained",
            all(one.requires_grad for one in network.parameters()),
            thought="Will an optimiser be able to move all of them?",
        )
        checks.layers_of(network, thought="Is it made of linear layers with biases?")
        # all units open: along each parameter alone, the values are a straight line
        with torch.no_grad():
            for one in network.parameters():
                one.copy_(
                    torch.from_numpy(rng.uniform(0.2, 0.8, size=tuple(one.shape)))
                )
        inputs = rng.uniform(0.2, 1.0, size=(3, n_features))
        observations = torch.from_numpy(inputs.astype(np.float32))
        total = checks.attempt(network, observations).sum()
        thought = "Does every weight have its slope after `backward`?"
        checks.true("values that keep notes", total.requires_grad, thought=thought)
        total.backward()
        for one in network.parameters():
            slope = 0.0 if one.grad is None else float((one.grad * one.detach()).sum())
            with torch.no_grad():
                one.mul_(2.0)
                doubled = checks.attempt(network, observations).sum()
                one.div_(2.0)
            checks.close(
                "what the slopes say of a change of the weights",
                slope,
                doubled - total,
                rtol=1e-3,
                atol=1e-5 * float(total.detach()),
                thought=thought,
            )
        for place in [*devices.available(), "meta"]:
            settings = (n_features, n_actions, width, depth)
            there = checks.attempt_on(place, QNetwork, settings, observations)
            thought = "Does it run wherever it is moved, with all that it needs?"
            checks.tensor("its output", there, shape=(3, n_actions), thought=thought)
            checks.equal("where it lies", there.device.type, place, thought=thought)
        with torch.no_grad():
            for one in network.parameters():
                one.copy_(torch.from_numpy(rng.normal(size=tuple(one.shape))))
        layers = checks.layers_of(network, thought="Does every layer have its bias?")
        widths = [n_features, *[width] * depth, n_actions]
        for n_batch, scale in ((6, 3.0), (1, 3.0), (4, 3000.0), (4, 1e-3), (0, 1.0)):
            inputs = rng.normal(scale=scale, size=(n_batch, n_features))
            observations = torch.from_numpy(inputs.astype(np.float32))
            with checks.unchanged(observations=observations):
                values = checks.attempt(network, observations)
            checks.tensor(
                "the output",
                values,
                shape=(n_batch, n_actions),
                dtype=torch.float32,
                thought="Is it [batch, n_actions], for one row, one action, or none?",
            )
            if n_batch == 0:
                continue
            size = float(values.detach().abs().max())
            checks.stack(
                "the output",
                values,
                observations,
                [*layers.values()],
                widths,
                atol=1e-5 * max(1.0, size),
                thought="`depth` hidden layers, a ReLU after each of them and nothing "
                "after the last layer?",
            )
            network.eval()
            again = checks.attempt(network, observations)
            network.train()
            checks.close(
                "the output, asked for again",
                again,
                values,
                atol=1e-5 * max(1.0, size),
                thought="Does it do the same thing each time, in either mode?",
            )
    made = [checks.attempt(QNetwork, 4, 4, 4, 3) for _ in range(2)]
    matrices = [
        one.tolist() for two in made for one in two.parameters() if one.ndim == 2
    ]
    checks.true(
        "layers with weights of their own",
        len(matrices) == 8
        and not any(one in matrices[:place] for place, one in enumerate(matrices)),
        thought="Is each layer another one, with random weights of its own?",
    )
    big = checks.attempt(QNetwork, 100, 30, 50, 2)
    spreads = [
        float(one.detach().abs().max()) * math.sqrt(weight.shape[1])
        for weight, bias in checks.layers_of(big, thought="With biases?").values()
        for one in (weight, bias)
    ]
    checks.true(
        "the first weights",
        min(spreads) > 0.7 and max(spreads) <= 1.001,
        thought="Are the weights those that nn.Linear begins with?",
    )


# %% [markdown]
# ## One step of learning
#
# The mathematics said that the loss pulls at the values of the chosen actions alone. **Predict** the picture: six observations, three
# actions, and the slope of $L$ in each of the eighteen values. How many cells differ from 0, and what sign do they have where the value is
# below its target?


# %% tags=["demo"] alt="Two tables of six rows by three actions. Left, values from minus 1 to 2. Right, the slope of the loss in each value: one cell in each row differs from 0, that of the chosen action; it is negative where the value is below its target of 1 and positive where it is above."
shown_values = torch.tensor(
    [
        [0.5, 2.0, -1.0],
        [1.5, 0.0, 0.5],
        [-0.5, 1.0, 2.0],
        [2.0, 0.5, 1.0],
        [0.0, -1.0, 1.5],
        [1.0, 1.5, -0.5],
    ],
    requires_grad=True,
)
shown_actions = torch.tensor([1, 0, 2, 1, 0, 2])
shown_targets = torch.ones(6)
shown_chosen = shown_values.gather(1, shown_actions[:, None]).squeeze(1)  # [6]
((shown_chosen - shown_targets) ** 2).mean().backward()
assert shown_values.grad is not None
shown_slopes = shown_values.grad.clone()


def slopes_figure() -> Figure:
    """Draw the values, and the slope of the loss in each of them."""
    figure, panels = plt.subplots(1, 2, figsize=(8.5, 3.6), layout="constrained")
    tables = {
        "values Q(s, a)": (shown_values.detach(), "{:.1f}"),
        "slope of the loss, all targets 1": (shown_slopes + 0.0, "{:.2f}"),  # no -0.0
    }
    for axes, (title, (table, value_format)) in zip(
        panels, tables.items(), strict=True
    ):
        plots.heatmap(
            axes,
            table.numpy(),
            x_labels=["action 0", "action 1", "action 2"],
            y_labels=[
                f"row {row}, took {a}" for row, a in enumerate(shown_actions.tolist())
            ],
            value_format=value_format,
        )
        axes.set_title(title)
    return figure


slopes_figure()
plt.show()
n_pulled = int((shown_slopes != 0).sum())
print(f"slopes that are not 0: {n_pulled} of {shown_slopes.numel()}")
assert n_pulled == 6
assert torch.allclose(shown_slopes.sum(dim=1), 2 / 6 * (shown_chosen - 1).detach())

# %% [markdown]
# What to see: one cell in each row. Where the value lies below its target, the slope is negative, and a step against it lifts the value.
#
# The classic slip is a shape. `gather` gives `[6, 1]`, targets have `[6]`, and their difference broadcasts to `[6, 6]`: each value is pulled to
# *all* targets. PyTorch says nothing. `squeeze(1)` takes the extra axis away; `squeeze()` alone would take away the batch as well, if it had
# one row. (Harmless here, not elsewhere.)

# %% [markdown]
# ## Exercise 3: one TD step
#
# *Medium, about 12 minutes.* Write the seven lines of pseudocode above: pick the value of the action that was taken in each row, form the
# mean squared error to the targets, and let the optimiser take one step. Return the loss of the batch **before** the step, as a `float`.
#
# With values `[[1, 5], [2, 0], [4, 3]]`, actions `[1, 0, 1]` and targets `[3, 1, 2]` the loss is
# $\frac13 \bigl( (5 - 3)^2 + (2 - 1)^2 + (3 - 2)^2 \bigr) = 2$.
#
# The slopes that the optimiser sees are those of this loss alone: whatever is left in `.grad` from an earlier computation must not count. The
# targets are constants, even if they come with notes that lead back to the network: no slope flows through them, and they stay as they are.
#
# <details><summary>Hint</summary>
#
# `optimiser.zero_grad()` forgets old slopes, `loss.backward()` computes new ones, `optimiser.step()` moves the weights. In this order. `loss.item()` is a `float`. The table at the
# beginning names the method that gives a tensor's numbers without their notes.
#
# </details>


# %% exercise="td_step" task=3 forbid="rlcourse.agents"
def td_step(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    """Take one step of the optimiser on the mean squared TD error of a batch.

    Args:
        network: Maps observations to action values ``[batch, n_actions]``; its weights
            change in place.
        optimiser: Holds the network's weights, all of them and no others.
        observations: Shape ``[batch, n_features]``, float32; at least one row.
        actions: The action that was taken in each row, shape ``[batch]``, int64.
        targets: What its value should have been, shape ``[batch]``, float32;
            constants, even if they keep notes.

    Returns:
        The loss before the step, a float.

    Source:
        Sutton and Barto, section 9.3.
    """
    # BEGIN SOLUTION
    values = network(observations)  # [batch, n_actions]
    chosen = values.gather(1, actions.unsqueeze(1)).squeeze(1)  # [batch]
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
    # END SOLUTION


# %% test="td_step" points=1
def test_td_step() -> None:
    # a table as a network: column i of the weights, row i of the values: state i
    table = nn.Linear(3, 2, bias=False).to(device)
    with torch.no_grad():
        table.weight.copy_(torch.tensor([[1.0, 2.0, 4.0], [5.0, 0.0, 3.0]]))
    table.weight.grad = torch.full_like(table.weight, 100.0)  # left from elsewhere
    sgd = torch.optim.SGD(table.parameters(), lr=0.75)
    observations = torch.eye(3, device=device)
    actions = torch.tensor([1, 0, 1], device=device)
    targets = torch.tensor([3.0, 1.0, 2.0], device=device)
    loss = checks.attempt(td_step, table, sgd, observations, actions, targets)
    checks.instance("the loss", loss, float, thought="`.item()` makes a float of it.")
    checks.close(
        "the loss",
        loss,
        2.0,
        thought="The mean of (5 - 3)², (2 - 1)² and (3 - 2)²: each row with its own "
        "action and its own target. Which shapes does your difference have?",
    )
    checks.close(
        "the values after a step of 0.75",
        table.weight.T,
        [[1.0, 4.0], [1.5, 0.0], [4.0, 2.5]],
        thought="Only the chosen values move, each by 0.75 times 2/3 times its error. "
        "Were the old slopes forgotten before the new ones were computed?",
    )
    # one action, two states of values 1 and 4; the target of the first: half the second
    chain = nn.Linear(2, 1, bias=False).to(device)
    with torch.no_grad():
        chain.weight.copy_(torch.tensor([[1.0, 4.0]]))
    sgd = torch.optim.SGD(chain.parameters(), lr=0.5)
    here, there = torch.eye(2, device=device).split(1)
    target = 0.5 * chain(there).squeeze(1)  # 2, with notes that lead to the network
    first = torch.tensor([0], device=device)
    checks.attempt(td_step, chain, sgd, here, first, target)
    checks.close(
        "two values, after a step of the first towards half the second",
        chain.weight,
        [[2.0, 4.0]],
        thought="The first moves to its target. If the second moved too, a slope has "
        "flowed through the target, which is a constant.",
    )


# %% hidden="td_step" points=3
def hidden_td_step() -> None:
    rng = np.random.default_rng(33)
    torch.manual_seed(int(rng.integers(1000)))

    def normal(*shape: int) -> Tensor:
        return torch.from_numpy(rng.normal(size=shape).astype(np.float32)).to(device)

    def made(network: nn.Sequential, kind: str) -> torch.optim.Optimizer:
        """An optimiser with one group, and one learning rate, for each layer."""
        layers = [one for one in network if isinstance(one, nn.Linear)]
        groups = [
            {"params": [*one.parameters()], "lr": 0.05 / (1 + place)}
            for place, one in enumerate(layers)
        ]
        if kind == "sgd":
            return torch.optim.SGD(groups, momentum=0.9)
        if kind == "decay":
            return torch.optim.AdamW(groups, weight_decay=0.3, eps=0.1)
        return torch.optim.RMSprop(groups, eps=0.1, momentum=0.5)

    def taught(
        network: nn.Module,
        optimiser: torch.optim.Optimizer,
        batch: tuple[Tensor, Tensor, Tensor],
    ) -> float:
        """The same step from the slope of the loss in each value, row by row."""
        observations, actions, targets = batch
        values = network(observations)
        slopes, errors = torch.zeros_like(values), list[float]()
        told = zip(actions.tolist(), targets.tolist(), strict=True)
        for row, (action, target) in enumerate(told):
            errors.append(values[row, action].item() - target)
            slopes[row, action] = 2 * errors[-1] / len(actions)
        optimiser.zero_grad()
        values.backward(slopes)
        optimiser.step()
        return sum(error * error for error in errors) / len(errors)

    # rows, how many kinds of them, features, actions, width (0: one layer), optimiser
    cases = [(1, 1, 1, 1, 0, "sgd"), (1, 1, 3, 4, 5, "decay"), (5, 2, 3, 1, 4, "sgd")]
    cases += [(6, 1, 2, 3, 0, "sgd"), (7, 3, 2, 5, 6, "rms"), (300, 40, 4, 2, 3, "sgd")]
    cases += [(65, 65, 3, 6, 8, "decay"), (9, 4, 1, 3, 0, "rms")]
    for case, (n_rows, n_kinds, n_features, n_actions, width, kind) in enumerate(cases):
        layers = [nn.Linear(n_features, width or n_actions)]
        layers += [nn.Linear(width, n_actions)] if width else []
        network = nn.Sequential(
            layers[0], *(nn.Tanh(), layers[-1])[: 2 * len(layers) - 2]
        )
        network.to(device)
        twin = copy.deepcopy(network)
        optimiser, other = made(network, kind), made(twin, kind)
        lowest, highest = (0, n_actions) if case % 3 else (0, max(1, n_actions - 1))
        for step, size in enumerate((1.0, 1e-3, 0.0, 300.0, 1.0)):
            which = torch.from_numpy(rng.integers(n_kinds, size=n_rows)).to(device)
            observations = normal(n_kinds, n_features)[which]
            taken = rng.integers(lowest, highest, size=n_rows)
            actions = torch.from_numpy(taken).to(device)
            chosen = network(observations).detach()[torch.arange(n_rows), actions.cpu()]
            # near the values, met exactly, far away, and by the network's own values
            targets = chosen + size * normal(n_rows)
            if step == 4:
                best = network(normal(n_rows, n_features)).max(dim=1).values
                targets = normal(n_rows) + 0.9 * best
            for one in network.parameters():
                one.grad = None if step % 2 else torch.full_like(one, 100.0)
            network.train((case + step) % 2 == 0)
            wanted = taught(twin, other, (observations, actions, targets))
            before = [checks.to_array(one) for one in network.parameters()]
            with checks.unchanged(
                observations=observations, actions=actions, targets=targets
            ):
                loss = checks.attempt(
                    td_step, network, optimiser, observations, actions, targets
                )
            checks.instance("the loss", loss, float, thought="Is it a float?")
            checks.close(
                "the loss",
                loss,
                wanted,
                rtol=2e-3,
                atol=1e-10,
                thought="Is it the mean over all rows, each with its own action and "
                "target, before the step, however small or large?",
            )
            for old, found, goal in zip(
                before, network.parameters(), twin.parameters(), strict=True
            ):
                reached, aim = checks.to_array(found), checks.to_array(goal)
                checks.close(
                    "the step of the weights",
                    reached - old,
                    aim - old,
                    rtol=2e-3,
                    atol=2e-6 * float(1 + np.abs(aim).max()),
                    thought="Is it one step of this optimiser, by the slope of this "
                    "loss alone? Nothing flows through targets, nothing is left over "
                    "from before, in no group of weights, and no row is left out.",
                )
            checks.equal(
                "the modes of the network",
                [one.training for one in network.modules()],
                [(case + step) % 2 == 0 for _ in network.modules()],
                thought="Only the weights change: what about the network's mode?",
            )
            twin.load_state_dict(network.state_dict())  # no rounding adds up


# %% [markdown]
# Now both answers together. A network sees one number $s$ between -1 and 1, and three actions have true values that it does not know: $\sin 3s$, $-s$ and
# $s^2$. At each step it gets a batch of 64 observations with *one* action each, and the true value of that action as the target.
# **Predict**: will it learn all three curves, though each observation tells of one action only?

# %% tags=["demo"] alt="Two panels of action values over the observation from minus 1 to 1, three actions each, with the true curves as broad grey lines. Before training the three lines are nearly flat. After 200 steps they lie on the true curves: a sine, a falling line, a parabola."
with checks.demonstration():

    def true_values(s: Tensor) -> Tensor:
        """Values of the three actions: ``[batch, 1]`` to ``[batch, 3]``."""
        return torch.cat([torch.sin(3 * s), -s, s**2], dim=1)

    def lines_figure(before: Tensor, after: Tensor, line: Tensor) -> Figure:
        """Draw the network's values before and after, with the true ones in grey."""
        figure, panels = plt.subplots(
            1, 2, figsize=(9.0, 3.5), sharey=True, layout="constrained"
        )
        names = ["sin 3s", "-s", "s²"]
        for axes, (title, table) in zip(
            panels, {"before": before, "after 200 steps": after}.items(), strict=True
        ):
            truth = true_values(line).cpu().numpy()
            position = line[:, 0].cpu().numpy()
            axes.plot(position, truth, "-", color="grey", linewidth=4, alpha=0.4)
            plots.q_values(
                axes,
                position,
                table.cpu().numpy(),
                action_names=names,
                xlabel="observation $s$",
            )
            axes.legend(title="action", loc="upper center", ncols=3)
            axes.set_ylim(-1.15, 1.8)
            axes.set_title(title)
        return figure

    torch.manual_seed(0)
    draw = torch.Generator().manual_seed(1)
    learner = QNetwork(1, 3, width=32, depth=2).to(device)
    adam = torch.optim.Adam(learner.parameters(), lr=0.01)
    line = torch.linspace(-1.0, 1.0, 81, device=device)[:, None]  # [81, 1]
    with torch.no_grad():
        untrained = learner(line)
    losses: list[float] = []
    for _ in range(200):
        s = (2 * torch.rand(64, 1, generator=draw) - 1).to(device)
        a = torch.randint(3, (64,), generator=draw).to(device)
        y = true_values(s).gather(1, a[:, None]).squeeze(1)
        losses.append(td_step(learner, adam, s, a, y))
    with torch.no_grad():
        trained = learner(line)
    lines_figure(untrained, trained, line)
    plt.show()
    first_loss, last_loss = np.mean(losses[:20]), np.mean(losses[-20:])
    print(
        f"mean loss of the first 20 steps {first_loss:.3f}, of the last {last_loss:.5f}"
    )
    assert last_loss < 0.05 * first_loss
    assert float((trained - true_values(line)).abs().mean()) < 0.1

# %% [markdown]
# What to see: a batch reveals 64 of its 192 values, and yet all three lines arrive at the true curves (grey), as each action has its turn. An action that is
# never tried would get no target at all: its line could only drift along with the weights that it shares with the others. One more reason to explore.

# %% [markdown]
# ## Devices
#
# Whatever takes part in a computation must lie on **one device**. Moving looks the same for networks and for tensors, but it is not:
#
# | call | what it does |
# |---|---|
# | `network.to(device)` | moves the weights **inside** the network, and returns the same network |
# | `tensor.to(device)` | leaves the tensor where it is, and **returns** another that lies there |
#
# Every machine has the device `cpu`; `cuda` or `mps` is there where the hardware is. One more is everywhere: tensors on `meta` have a
# shape, a dtype and a device, but no numbers. Tests use it to see on any machine whether something moved.


# %% tags=["demo", "nbval-check-output"]
def show_moves() -> None:
    """Move a network and a tensor carelessly, and print where they are."""
    network, numbers = nn.Linear(2, 1), torch.ones(2)
    network.to("meta")
    numbers.to("meta")  # the result is thrown away
    print("the network's weights lie on", network.weight.device)
    print("the tensor lies on", numbers.device)
    assert network.weight.is_meta and not numbers.is_meta


show_moves()

# %% [markdown]
# ## Exercise 4: everything on one device
#
# *Easy, about 5 minutes.* Move a network and a batch to a device. The network moves **in place**, with all its parameters and buffers
# (numbers that belong to it but are not trained, such as running means); nothing else about it changes. The batch is a tuple of tensors, which cannot be moved in place: return a tuple
# with the moved tensors, in the same order, each with the values and the dtype that it had. There may be any number of them, even none. Some of the weights
# and tensors may lie on the device already.
#
# <details><summary>Hint</summary>
#
# A comprehension in `tuple(...)` is a fine thing here.
#
# </details>


# %% exercise="to_device" task=4
def to_device(
    network: nn.Module, batch: tuple[Tensor, ...], target: torch.device
) -> tuple[Tensor, ...]:
    """Move a network in place, and return a batch that lies on the same device.

    Args:
        network: Moves to the device, with all its parameters and buffers.
        batch: Tensors of any shapes and dtypes; they stay where they are.
        target: The device to move to.

    Returns:
        A tuple of the tensors of ``batch`` on the device, in order, with their dtypes.
    """
    # BEGIN SOLUTION
    network.to(target)
    return tuple(tensor.to(target) for tensor in batch)
    # END SOLUTION


# %% test="to_device" points=1
def test_to_device() -> None:
    for place in dict.fromkeys((device.type, "meta")):
        network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
        batch = (torch.tensor([[1.0, 2.0]]), torch.tensor([4]), torch.tensor([True]))
        with checks.unchanged(batch=batch):
            moved = checks.attempt(to_device, network, batch, torch.device(place))
        checks.instance("the batch", moved, tuple, thought="A tuple of tensors.")
        checks.equal("its length", len(moved), 3, thought="As many as came.")
        for number, (there, here) in enumerate(zip(moved, batch, strict=True)):
            checks.tensor(
                f"tensor {number} of the batch",
                there,
                shape=here.shape,
                dtype=here.dtype,
                thought="Only the device changes.",
            )
            checks.equal(
                f"where tensor {number} lies",
                there.device.type,
                place,
                thought="`tensor.to` returns the moved tensor: was it kept?",
            )
            if place != "meta":
                checks.equal(
                    f"the values of tensor {number}",
                    there,
                    here,
                    thought="Only the device changes.",
                )
        state = network.state_dict().values()
        checks.equal(
            "where the network's parameters and buffers lie",
            {values.device.type for values in state},
            {place},
            thought="Is the network itself moved, buffers too?",
        )


# %% hidden="to_device" points=1
def hidden_to_device() -> None:
    rng = np.random.default_rng(34)

    def batches_for(place: str) -> list[tuple[Tensor, ...]]:
        """None, one, many, of all kinds, one that comes twice, some there already."""
        wide = devices.widest_float(place)
        plain = torch.tensor(rng.normal(size=(3, 2)), dtype=wide)
        numbers = torch.tensor(rng.normal(size=5), dtype=torch.float32)
        return [
            (),
            (plain,),
            (
                numbers,
                torch.tensor(rng.integers(0, 255, size=(2, 3)), dtype=torch.uint8),
                torch.tensor(2**53 + 1),
                torch.tensor(rng.random(4) < 0.5),
                torch.zeros(0, 4, dtype=torch.float16),
                torch.tensor(rng.normal(size=(2, 3)), dtype=torch.bfloat16).T,
            ),
            tuple(torch.full((2,), number) for number in range(9)),
            (plain, numbers, plain),
            (torch.ones(3, device=place), numbers),
            (numbers, torch.ones(3, device=place)),
        ]

    def networks_for(place: str) -> list[nn.Module]:
        """One layer, none, numbers of all kinds everywhere, some there already."""
        mixed = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
        wide = devices.widest_float(place)
        mixed[2].to(wide)
        mixed.register_parameter("gain", nn.Parameter(torch.tensor(0.1).half()))
        mixed.register_buffer("mask", torch.tensor([True, False]))
        mixed.register_buffer("steps", torch.tensor(2**53 + 1), persistent=False)
        mixed[0].weight.requires_grad_(False)
        mixed[1].eval()
        first, last = [
            nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)) for _ in range(2)
        ]
        first[0].to(place)
        last[2].to(place)
        there = nn.Linear(2, 2).to(place).eval()
        return [
            nn.Linear(2, 3, dtype=wide),
            nn.Flatten(),
            mixed,
            first,
            last,
            there,
        ]

    def numbers_in(network: nn.Module) -> dict[str, Tensor]:
        """All its parameters and buffers, those too that a state_dict leaves out."""
        return {**dict(network.named_parameters()), **dict(network.named_buffers())}

    def settings_of(network: nn.Module) -> list[object]:
        """The modes of its modules, and of its parameters flags and gradients."""
        weights = [*network.parameters()]
        modes = [one.training for one in network.modules()]
        slopes = [None if one.grad is None else one.grad.tolist() for one in weights]
        return [modes, [one.requires_grad for one in weights], slopes]

    def compare(there: Tensor, here: Tensor, place: str) -> None:
        checks.tensor(
            "what was moved",
            there,
            shape=here.shape,
            dtype=here.dtype,
            thought="Do shapes and dtypes stay as they were, in batch and network?",
        )
        checks.equal(
            "where it lies",
            there.device.type,
            place,
            thought="Does each tensor of the batch, and each parameter and buffer "
            "of the network, lie on the device, whatever lay there before?",
        )
        if place != "meta":
            checks.equal("its numbers", there, here, thought="The same, in order?")

    for place in [*devices.available(), "meta"]:
        for batch in batches_for(place):
            for network in networks_for(place):
                for one in network.parameters():
                    if place != "meta":  # where gradients are, and have numbers
                        one.grad = torch.full_like(one, 3.0)
                before = {
                    name: one.detach().clone()
                    for name, one in numbers_in(network).items()
                }
                settings = settings_of(network)
                with checks.unchanged(batch=batch):
                    moved = checks.attempt(
                        to_device, network, batch, torch.device(place)
                    )
                thought = "Is it a tuple of as many tensors as came, even of none?"
                checks.instance("the batch", moved, tuple, thought=thought)
                checks.equal("its length", len(moved), len(batch), thought=thought)
                for there, here in zip(moved, batch, strict=True):
                    compare(there, here, place)
                after = numbers_in(network)
                thought = "Does the network stay as it was, but for its place?"
                checks.equal("its names", [*after], [*before], thought=thought)
                checks.equal(
                    "its settings", settings_of(network), settings, thought=thought
                )
                for name, here in before.items():
                    compare(after[name].detach(), here, place)


# %% [markdown]
# ## A copy, or a second name?
#
# While a Q-network learns, its targets should stand still for a while. So a second network of the same shape, the **target network**, keeps
# older weights, and now and then it is given the new ones. (Part 5.3 is about when.) `target = network` does not do it. **Predict** the
# two lines that the cell prints.


# %% tags=["demo", "nbval-check-output"]
def show_names() -> None:
    """Change a network, and print what its second name and its copy hold."""
    network = nn.Linear(1, 1)
    with torch.no_grad():
        network.weight.fill_(2.0)
    second_name, twin = network, copy.deepcopy(network)
    with torch.no_grad():
        network.weight.fill_(5.0)
    print("second name:", second_name.weight.item())
    print("copy:", twin.weight.item())
    assert second_name.weight.item() == 5.0 and twin.weight.item() == 2.0


show_names()

# %% [markdown]
# `network.state_dict()` is a dictionary of all parameters and buffers by name, and `load_state_dict` copies such a dictionary *into* the
# tensors that a network has.

# %% [markdown]
# The next cell makes networks to try copies on. They hold numbers of all kinds: the weights of layers, the three buffers of a `BatchNorm1d`, and
# a parameter and a buffer that the outermost module has itself.


# %%
def filled_network(seed: int) -> nn.Sequential:
    """Return a network with buffers, whose numbers are all drawn from a seed."""
    generator = torch.Generator().manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Tanh(), nn.Linear(3, 2)
    )
    network.register_parameter("gain", nn.Parameter(torch.zeros(())))
    network.register_buffer("mask", torch.zeros(8, dtype=torch.bool))
    network.to(device)
    with torch.no_grad():
        for values in network.state_dict().values():
            drawn = 10 * torch.randn(values.shape, generator=generator)
            if values.dtype == torch.bool:
                drawn = drawn > 0
            elif not values.is_floating_point():
                drawn = drawn.long() + 1_000_000_007
            values.copy_(drawn)
    return network


def numbers_of(network: nn.Module) -> dict[str, NDArray[np.float64]]:
    """Return copies of all parameters and buffers of a network, by name."""
    return {
        name: checks.to_array(values).astype(np.float64)
        for name, values in network.state_dict().items()
    }


# %% [markdown]
# ## Exercise 5: copy the weights
#
# *Easy, about 6 minutes.* Give `target` the numbers of `source`, exactly: all parameters and all buffers of its `state_dict`, such as the running means of a
# batch normalisation. Both networks are of the same architecture.
#
# - The numbers are copied **into** the tensors that `target` has: its weights remain the same objects, so that an optimiser or a view of them sees the
#   new numbers.
# - The two stay **independent**: when one of them changes later, the other does not.
# - `source` stays as it is, with its gradients. In `target` only the numbers change: not its mode (`train` or `eval`), its gradients, nor which of
#   its weights can be trained.
#
# <details><summary>Hint</summary>
#
# One line will do; the paragraph above names both methods.
#
# </details>


# %% exercise="copy_weights" task=4
def copy_weights(source: nn.Module, target: nn.Module) -> None:
    """Copy the parameters and buffers of a ``state_dict`` into another network.

    Args:
        source: Stays as it is.
        target: Of the same architecture; its parameters and buffers change in place.
    """
    # BEGIN SOLUTION
    target.load_state_dict(source.state_dict())
    # END SOLUTION


# %% test="copy_weights" points=1
def test_copy_weights() -> None:
    source, target = filled_network(0), filled_network(1)
    # The view looks at the memory of the target's weights.
    view = target.get_parameter("0.weight").detach()
    expected = numbers_of(source)
    with checks.unchanged(source=source):
        checks.attempt(copy_weights, source, target)
    for name, values in expected.items():
        checks.close(
            f"{name} of the target",
            numbers_of(target)[name],
            values,
            thought="Weights, biases and buffers: all of them, from source to target.",
        )
    checks.close(
        "the memory that the target's first weights had",
        view,
        expected["0.weight"],
        thought="Copied into the tensors that are there?",
    )
    with torch.no_grad():
        source.get_parameter("0.weight").add_(1.0)
    checks.close(
        "a weight of the target after the source has changed",
        numbers_of(target)["0.weight"],
        expected["0.weight"],
        thought="Two networks, or two names for the same numbers?",
    )


# %% hidden="copy_weights" points=2
def hidden_copy_weights() -> None:
    rng = np.random.default_rng(35)

    def tensors_of(network: nn.Module) -> dict[str, Tensor]:
        return {**dict(network.named_parameters()), **dict(network.named_buffers())}

    def settings_of(network: nn.Module) -> list[object]:
        """All that is not a number: modes, flags and gradients."""
        weights = [*network.parameters()]
        slopes = [None if one.grad is None else one.grad.tolist() for one in weights]
        modes = [one.training for one in network.modules()]
        flags = [(one.requires_grad, one.is_leaf) for one in weights]
        return [modes, flags, slopes]

    def compare(
        what: str,
        found: dict[str, NDArray[np.float64]],
        network: nn.Module,
        thought: str,
    ) -> None:
        for name, wanted in numbers_of(network).items():
            checks.close(what, found[name], wanted, rtol=0.0, atol=0.0, thought=thought)

    for trial in range(8):
        source, target = filled_network(10 + trial), filled_network(50 + trial)
        for network in (source, target):
            if trial % 2:  # numbers that no float32 holds
                network.cpu().double()
            for values in network.state_dict().values():
                if values.is_floating_point():
                    values.div_(3.0)
            for module in network.modules():
                module.training = bool(rng.integers(2))
            for parameter in network.parameters():
                parameter.requires_grad_(bool(rng.integers(2)))
                if rng.integers(2):
                    parameter.grad = torch.full_like(parameter, float(trial))
        if trial >= 6:  # not a number, and infinite, as after a learning rate too large
            target.get_parameter("0.weight").data[:2] = torch.tensor(
                [math.nan, -math.inf]
            )
            source.get_parameter("3.weight").data[:, 0] = torch.tensor(
                [math.inf, math.nan]
            )
        tensors, settings = tensors_of(target), settings_of(target)
        views = {name: one.detach() for name, one in target.state_dict().items()}
        with checks.unchanged(source=source):
            checks.attempt(copy_weights, source, target)
        compare(
            "the target",
            numbers_of(target),
            source,
            "Weights, biases, buffers: are all copied, exactly, whatever they were?",
        )
        checks.true(
            "the tensors of the target",
            all(tensors[name] is one for name, one in tensors_of(target).items()),
            thought="Are its parameters and buffers the same objects as before?",
        )
        compare(
            "the memory that the target had",
            {name: checks.to_array(one) for name, one in views.items()},
            source,
            "Is the copy made into the tensors that are there?",
        )
        checks.true(
            "what is not a number",
            repr(settings_of(target)) == repr(settings),
            thought="Only numbers are copied: what about the target's modes, its "
            "gradients, and which of its weights can be trained?",
        )
        for changed, kept in ((source, target), (target, source)):
            before = numbers_of(kept)
            with torch.no_grad():
                for values in changed.state_dict().values():
                    values.copy_(values == 0)  # others than before
            compare(
                "one network after the other has changed",
                before,
                kept,
                "Are they independent of each other?",
            )
    small_source, small_target = [nn.Linear(1, 1).to(device) for _ in range(2)]
    for _ in range(2):  # a second copy, after the source has learnt
        with torch.no_grad():
            small_source.weight.mul_(-3.0)
        checks.attempt(copy_weights, small_source, small_target)
        compare(
            "the target after another copy",
            numbers_of(small_target),
            small_source,
            "Does it work again and again, and for a single layer?",
        )


# %% [markdown]
# ## Summary and outlook
#
# - **Autograd** keeps notes and reads slopes off them; it agreed with $p\,(1-p)\,(r_1 - r_0)$ to nine digits. `backward` adds to `.grad`.
# - A **module** finds the layers that are assigned to it, and no layer that hides in a list: 10 numbers to train in one class, 0 in its
#   twin.
# - The **TD loss** pulls at the chosen values alone, 6 cells of 18. With shapes `[n, 1]` and `[n]` it would pull each value to all targets.
# - **Moving**: a network moves in place; of a tensor you get another one, which lies there. **Copying**: into the weights that are there, buffers too.
#
# **Where it leads**: Part 2.2 opens the notes of autograd, Part 3.3 is about modules, and from Part 5.2 on these pieces play CartPole.
#
# **Further reading**: PyTorch's tutorial "Learn the Basics"; the documentation of `torch.gather` with its three-line definition; Karpathy's
# *micrograd* (2020), an autograd in a hundred lines.
