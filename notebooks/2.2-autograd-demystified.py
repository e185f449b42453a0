# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.2: Autograd demystified"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# You write down how an agent's loss is computed, call `backward()`, and every weight knows its slope. You never wrote a derivative. Who did?
#
# Nobody. PyTorch took notes while your code ran, and then read them backwards. In this part you build the note-taker yourself: some sixty lines
# of plain Python (docstrings not counted), in which you write the two functions that matter. Its slopes equal PyTorch's to twelve digits, and
# you will train a policy with it.
#
# Once you know the notes, much explains itself. An agent whose gradients are never cleared does not learn badly: it
# swings like a pendulum, forever, and you will prove it. A gradient that somebody worked out by hand can be checked by a tiny step in each
# direction. A step of $10^{-12}$ is far too tiny, though, and you will derive which one is right.
#
# **After this part you can**
#
# - get slopes from PyTorch at many points by a single `backward`;
# - say what autograd writes down, and compute gradients from its notes;
# - clear gradients where they must be cleared, and recognise what happens if nobody does;
# - check a gradient by finite differences, and choose the step by calculation.
#
# **Builds on** Part 2.1 (gradient descent), Part 0.3 or some other first meeting with `backward`, and the derivatives of $e^x$, $\log x$ and
# $\tanh x$.
#
# **Time** about 40 minutes to read, 55 to work.
#
# **Sources** Wengert, *A Simple Automatic Derivative Evaluation Program* (1964), for the tape; Griewank and Walther, *Evaluating Derivatives*
# (2nd edition, 2008), chapter 3; Baydin and others, *Automatic Differentiation in Machine Learning: a Survey* (2018); Nocedal and Wright,
# *Numerical Optimization* (2nd edition, 2006), section 8.1, for finite differences; Sutton and Barto, *Reinforcement Learning: An Introduction*
# (2nd edition, 2018), sections 9.3 (semi-gradients) and 13.1 (policies with preferences).

# %%
import contextlib
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import checks, devices
from rlcourse.figures import controls, plots

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The closed box
#
# With `requires_grad` PyTorch starts to take notes about a tensor, and each result remembers how it came about. That memory can be looked at: it
# is the attribute `grad_fn`, and its `next_functions` lead from there to the inputs.


# %% tags=["demo", "nbval-check-output"]
def show_notes() -> None:
    """Print PyTorch's notes on x y + x x, from the result back to the inputs."""
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor(3.0, requires_grad=True)
    result = x * y + x * x
    waiting = [(result.grad_fn, 0)]
    while waiting:
        note, depth = waiting.pop(0)
        if note is not None:
            print("    " * depth + note.name())
            waiting = [(one, depth + 1) for one, _ in note.next_functions] + waiting
    result.backward()
    print(f"slope by x: {x.grad}, by y: {y.grad}")


show_notes()

# %% [markdown]
# What to see: a sum, whose two inputs are products, whose inputs are `x` and `y`. Their names hold the word "Backward" because each of these notes knows one
# thing: how to hand a slope on to its inputs. At the ends `AccumulateGrad` stands for "add it to `.grad`". That word will matter.
#
# And the slopes? For $f(x, y) = x y + x^2$ they are $\partial f / \partial x = y + 2x = 7$ and $\partial f / \partial y = x = 2$.
#
# Four functions that work entry by entry, to try things out:


# %%
def square(x: torch.Tensor) -> torch.Tensor:
    """Return the square of each entry."""
    return x * x


def bump(x: torch.Tensor) -> torch.Tensor:
    """Return x exp(-x x / 2) for each entry: a dip left of 0, a bump right of it."""
    return x * torch.exp(-x.square() / 2)


def root(x: torch.Tensor) -> torch.Tensor:
    """Return the square root of each entry; its slope at 0 is infinite."""
    return x.sqrt()


def ladder(x: torch.Tensor) -> torch.Tensor:
    """Return the square of each entry, times its place, counted from 1."""
    places = torch.arange(1, x.numel() + 1, dtype=x.dtype).reshape(x.shape)
    return places * x * x


# %% [markdown]
# ## Exercise 1: many slopes by one backward
#
# *Easy, about 5 minutes.* `backward` starts at **one** number. But suppose that a function works entry by entry, $y_i = f(x_i)$, and you want the
# slope at every $x_i$. Add up the results: in $s = f(x_0) + f(x_1) + \dots$ only one term holds $x_i$, so $\partial s / \partial x_i = f'(x_i)$.
# One `backward` from $s$ gives all slopes.
#
# Return them as a new tensor of the shape and dtype of `points`.
#
# - Call `function` **once**, with all points, in their shape and dtype.
# - `points` belongs to the caller. It may be a leaf that requires a gradient, and hold one in `.grad` already. Its numbers, its `requires_grad` and
#   its `.grad` stay as they are.
# - There may be no points at all; the result is then empty, too.
#
# For `function=square` and `points=torch.tensor([3.0, -1.0])` it returns `tensor([6., -2.])`, which requires no gradient.
#
# <details><summary>Hint</summary>
#
# `points.detach().clone().requires_grad_()` is a copy of your own, with an empty `.grad`.
#
# </details>


# %% exercise="slopes_at" task=1
def slopes_at(
    function: Callable[[torch.Tensor], torch.Tensor], points: torch.Tensor
) -> torch.Tensor:
    """Return the slope of a function at each of many points.

    Args:
        function: Maps a tensor to one of the same shape. Each entry is computed by
            PyTorch's operations, from the entry in the same place and fixed numbers.
        points: Where, any shape, float32 or float64, on the CPU; not changed.

    Returns:
        The slopes, shape and dtype of ``points``; requires no gradient.
    """
    # BEGIN SOLUTION
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    assert x.grad is not None
    return x.grad
    # END SOLUTION


# %% test="slopes_at" points=1
def test_slopes_at() -> None:
    for numbers, thought in (
        ([3.0, -1.0], "The derivative of x squared is 2 x, at each point by itself."),
        ([[1.0, 2.0], [0.0, -4.0]], "Any shape: the sum of all entries is one number."),
        (5.0, "A tensor without axes is one point."),
        ([], "No points, no slopes."),
    ):
        points = torch.tensor(numbers)
        with checks.unchanged(points=points):
            slopes = checks.attempt(slopes_at, square, points)
        slopes = checks.tensor(
            "the slopes",
            slopes,
            shape=points.shape,
            dtype=torch.float32,
            thought="One slope for each point, in the shape and dtype of the points.",
        )
        checks.close("the slopes", slopes, 2 * points, thought=thought)
        checks.true(
            "the slopes require no gradient",
            not slopes.requires_grad,
            thought="What stands in `.grad` after a plain `backward()` requires none.",
        )
    trained = torch.tensor([1.0, 2.0], requires_grad=True)
    trained.sum().backward()
    with checks.unchanged(points=trained):
        slopes = checks.attempt(slopes_at, square, trained)
    checks.close(
        "the slopes at points with a gradient of their own",
        slopes,
        [2.0, 4.0],
        thought="`backward` adds to what is in `.grad`: is your copy a fresh one?",
    )


# %% hidden="slopes_at" points=2
def hidden_slopes_at() -> None:
    generator = torch.Generator().manual_seed(221)
    for shape in ((), (1,), (7,), (0,), (3, 0), (4, 5), (2, 3, 4), (3000,)):
        for dtype, rtol in ((torch.float64, 1e-10), (torch.float32, 1e-4)):
            drawn = torch.randn(2, *shape, generator=generator, dtype=torch.float64)
            points = drawn.to(dtype)[1]
            if len(shape) == 2:
                points = points.T  # not contiguous
            for is_trained in (False, True):
                points = points.detach().clone().requires_grad_(is_trained)
                if is_trained:
                    points.sum().backward()
                with checks.unchanged(points=points):
                    found = checks.attempt(slopes_at, bump, points)
                found = checks.tensor(
                    "the slopes",
                    found,
                    shape=points.shape,
                    dtype=dtype,
                    thought="Are shape and dtype those of the points, always?",
                )
                x = points.detach().double()
                checks.close(
                    "the slopes",
                    found,
                    (1 - x.square()) * torch.exp(-x.square() / 2),
                    thought="Is it the slope at each point, by autograd, whether or "
                    "not the points hold a gradient of their own?",
                    rtol=rtol,
                    atol=rtol / 100,
                )
                checks.true(
                    "the slopes require no gradient",
                    not found.requires_grad,
                    thought="Is the result free of autograd's notes?",
                )
        points = torch.randn(shape, generator=generator, dtype=torch.float64)
        checks.close(
            "the slopes",
            checks.attempt(slopes_at, ladder, points),
            2 * torch.arange(1, points.numel() + 1).reshape(shape) * points,
            thought="Does the function see all points at once, each in its place?",
            rtol=1e-10,
            atol=0.0,
        )
    for dtype in (torch.float64, torch.float32):
        points = torch.tensor([3e12, -2e-12, 0.0, 7.0], dtype=dtype)
        for old in (None, 1e10):
            points = points.detach().clone().requires_grad_()
            points.grad = None if old is None else torch.full_like(points, old)
            with checks.unchanged(points=points):
                found = checks.attempt(slopes_at, square, points)
            checks.close(
                "the slopes",
                found,
                2 * points.detach(),
                thought="Is each slope right, however large or small, and whatever "
                "gradient the points hold?",
                rtol=1e-6,
                atol=0.0,
            )
        checks.close(
            "the slopes",
            checks.attempt(slopes_at, root, torch.tensor([0.0, 4.0], dtype=dtype)),
            [math.inf, 0.25],
            thought="Are they the slopes that autograd finds, even infinite ones?",
        )
    calls: list[tuple[tuple[int, ...], torch.dtype]] = []

    def watched(x: torch.Tensor) -> torch.Tensor:
        calls.append((tuple(x.shape), x.dtype))
        return x * x

    for dtype in (torch.float64, torch.float32):
        for shape in ((), (1,), (5,), (3, 4)):
            calls.clear()
            with contextlib.suppress(checks.CheckFailedError):  # not all can be watched
                checks.attempt(slopes_at, watched, torch.ones(shape, dtype=dtype))
            checks.true(
                "the calls of the function",
                calls in ([], [(shape, dtype)]),
                thought="Is the function called once, with all points, in their dtype?",
            )
    checks.close(
        "the slopes",
        checks.attempt(slopes_at, bump, torch.zeros(3)),
        np.ones(3),
        thought="Are they right where every point is 0?",
    )
    for points in (torch.ones(3), torch.ones(3, requires_grad=True)):
        found = checks.attempt(slopes_at, square, points)
        found = checks.tensor("the slopes", found, thought="Is it a tensor?")
        checks.true(
            "the slopes require no gradient",
            not found.requires_grad,
            thought="Is the result free of autograd's notes?",
        )
        checks.true(
            "the slopes are a new tensor",
            checks.returns_new_tensors(slopes_at, square, points),
            thought="Is it a new tensor at each call?",
        )


# %% [markdown]
# ## The mathematics
#
# **The tape.** Whatever a program computes, it does in small steps: a product, a sum, an exponential. Give each number that appears a place, in the
# order of appearance: $v_0, v_1, \dots, v_n$. Some are given (the inputs, and constants). Each of the others comes from earlier ones by one small
# operation, $v_t = \varphi_t(v_s, v_{s'})$. The last, $v_n$, is the result. Such a list is called a **tape** (or Wengert list). For
# $f(x, y) = x y + x^2$ at $x = 2$, $y = 3$:
#
# | place $t$ | how | value $v_t$ | inputs | slopes $\partial \varphi_t / \partial v_s$ |
# |---|---|---|---|---|
# | 0 | $x$, given | 2 | none | none |
# | 1 | $y$, given | 3 | none | none |
# | 2 | $v_0 \cdot v_1$ | 6 | 0, 1 | 3, 2 |
# | 3 | $v_0 \cdot v_0$ | 4 | 0, 0 | 2, 2 |
# | 4 | $v_2 + v_3$ | 10 | 2, 3 | 1, 1 |
#
# The **slopes** in the last column are *local*: how much the outcome of this one operation moves per unit of one of its inputs. A product
# $a\,b$ has the slopes $b$ and $a$. In the row of $v_0 \cdot v_0$ each of the two inputs gets a slope of its own, although both stand in the
# same place.
#
# **The chain rule**, for a function $F$ of several numbers, of which the last depends on the others, $v_t = \varphi(v_0, \dots, v_{t-1})$: the
# number $v_s$ acts on its own, and by way of $v_t$, and the two effects add up:
#
# $$\frac{\partial}{\partial v_s} F\bigl(v_0, \dots, v_{t-1}, \varphi(v_0, \dots, v_{t-1})\bigr)
# = \frac{\partial F}{\partial v_s} + \frac{\partial F}{\partial v_t} \cdot \frac{\partial \varphi}{\partial v_s} .$$
#
# **The sweep.** What we want is $g_s$, the slope of the result by entry $s$: how much $v_n$ moves when $v_s$ moves and **all that comes after is
# computed again**. Walk from the end of the tape to its beginning, and let each entry hand its share to its inputs:
#
# ```text
# Sweep: slopes of the last entry of a tape by each entry
# 1  g[n] ← 1;  g[s] ← 0 for all s < n
# 2  for t = n, n - 1, ..., 0:
# 3      for each input s of entry t, with its local slope d:
# 4          g[s] ← g[s] + g[t] · d
# 5  return g
# ```
#
# **Lemma 1.** At the end $g_s$ is the slope of the result by entry $s$.
#
# *Proof.* Undo the program one line at a time. Let $F_t(v_0, \dots, v_t)$ be the result as a function of the first entries up to $t$, all later
# ones being computed from them. Then $F_n(v_0, \dots, v_n) = v_n$, and $F_{t-1}$ is $F_t$ with $\varphi_t$ in place of $v_t$ (or a number in
# place of it, where entry $t$ is given). We claim: when line 2 comes to $t$, $g_s = \partial F_t / \partial v_s$ for all $s \le t$. At $t = n$
# this is line 1. Now the chain rule above says that $\partial F_{t-1} / \partial v_s$ is what was there, $\partial F_t / \partial v_s$, plus
# $g_t$ times the local slope, and if $\varphi_t$ takes $v_s$ twice, both slopes count. That is line 4. So the claim holds at $t - 1$, too. After
# its turn $g_t$ does not change any more, since inputs come before what is made of them. It stays $\partial F_t / \partial v_t$, which is the
# slope by entry $t$. $\blacksquare$
#
# Two remarks. The sweep costs one multiplication and one addition for each input of an entry, however many given numbers there are: **all slopes at
# the price of a few evaluations.** And line 4 says *add*. Whoever writes $g_s \leftarrow g_t \cdot d$ keeps the last path and forgets the others.
#
# ## From mathematics to code
#
# | symbol | meaning | in code | type or shape |
# |---|---|---|---|
# | $v_t$ | value of entry $t$ | `tape[t].value` | `float` |
# | $s$, $s'$ | places of its inputs | `tape[t].inputs` | tuple of `int`, each below `t` |
# | $\partial \varphi_t / \partial v_s$ | local slopes | `tape[t].slopes` | tuple of `float`, one for each input |
# | $\varphi$ | an operation | `rule("mul", (a, b))` | `float`, and its slopes |
# | $g_t$ | slope of the result by entry $t$ | `sweep(tape)[t]` | `float` |
# | $\eta$, $x_k$ | learning rate, position after $k$ steps | `learning_rate`, `positions[k]` | `float`, `(n_dims,)` |
# | $h$, $\delta$ | step of a difference, error of a value | `h`, `noise` | `float` |
# | $\varepsilon$ | distance from 1 to the next number | `np.finfo(...).eps` | `float` |
#
# Here is the walk for the example, one turn after the other. The picture shows how it ends. **Predict** what $g_0$ is
# after each turn, then move the slider back to 0, and from there turn by turn.


# %% tags=["demo"] alt="The tape of x y + x x as a graph: x = 2 and y = 3 on the left, the products 6 and 4 in the middle, the sum 10 on the right. Arrows carry local slopes; two of them lead from x to the product of x with itself. All turns are done, and below the values stand the slopes 7 for x, 2 for y, and 1 for the other three."
def sweep_figure(turns: int) -> Figure:
    """Draw the tape of x y + x x, and the slopes after some turns of the sweep."""
    places = {0: (0, 1), 1: (0, 0), 2: (2, 0), 3: (2, 1), 4: (4, 0.5)}
    names = ["$v_0 = x$", "$v_1 = y$", "$v_2 = v_0 v_1$", "$v_3 = v_0 v_0$"]
    names.append("$v_4 = v_2 + v_3$")
    values = [2, 3, 6, 4, 10]
    inputs = {4: ((2, 1), (3, 1)), 3: ((0, 2), (0, 2)), 2: ((0, 3), (1, 2))}
    slopes = [0, 0, 0, 0, 1]
    done = [4, 3, 2][:turns]
    figure, axes = plt.subplots(figsize=(8, 3.4))
    for t, ends in inputs.items():
        colour = plots.PALETTE[1] if t in done else "0.6"
        for number, (s, slope) in enumerate(ends):
            if t in done:
                slopes[s] += slopes[t] * slope
            bend = (0.16 - 0.32 * number) if t == 3 else 0.0
            look = {"arrowstyle": "-|>", "color": colour, "shrinkA": 30, "shrinkB": 30}
            look["connectionstyle"] = f"arc3,rad={bend}"
            axes.annotate("", places[t], places[s], arrowprops=look)
            (x_0, y_0), (x_1, y_1) = places[s], places[t]
            middle = (0.4 * x_0 + 0.6 * x_1, 0.4 * y_0 + 0.6 * y_1 - 0.8 * bend)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
            label = axes.text(*middle, f"× {slope}", color="black", ha="center")
            label.set(va="center", bbox=box, fontsize=9)
    for t, place in places.items():
        axes.scatter(*place, s=1900, color="#F4F4F4", edgecolor="black", zorder=3)
        text = f"{values[t]}\n$g_{t}$ = {slopes[t]}"
        axes.text(*place, text, ha="center", va="center", zorder=4, fontsize=9)
        above = axes.text(place[0], place[1] + 0.3, names[t], ha="center")
        above.set(va="bottom", zorder=4)
    axes.set(xlim=(-0.6, 4.7), ylim=(-0.45, 1.6))
    axes.set_axis_off()
    axes.set_title(f"the sweep after {turns} of 3 turns that hand something on")
    assert turns < 3 or slopes == [7, 2, 1, 1, 1]
    return figure


controls.interactive_figure(
    sweep_figure, turns=controls.slider(0, 3, 1, 3, "turns of the sweep")
)

# %% [markdown]
# What to see: $g_0$ is 0, then still 0, then $2 + 2 = 4$ from both arrows of $v_0 v_0$, then $4 + 3 = 7$. A number that is used in three places
# collects three shares. With `=` for "add", $g_0$ would end as 3, the share that came last.

# %% [markdown]
# ## Exercise 2: the small rules
#
# *Easy, about 10 minutes.* The only derivatives that autograd knows are those of single operations. Return the value of an operation, and its local
# slopes: one for each input, in order.
#
# | `operation` | value | | `operation` | value |
# |---|---|---|---|---|
# | `"add"` | $a + b$ | | `"exp"` | $e^a$ |
# | `"sub"` | $a - b$ | | `"log"` | $\log a$, the natural one |
# | `"mul"` | $a \cdot b$ | | `"tanh"` | $\tanh a$ |
# | `"div"` | $a / b$ | | | |
#
# `rule("mul", (2.0, 3.0))` is `(6.0, (3.0, 2.0))`, and `rule("exp", (0.0,))` is `(1.0, (1.0,))`. For any other name raise a `ValueError` whose
# message holds the name.
#
# <details><summary>Hint</summary>
#
# `math.exp`, `math.log` and `math.tanh` compute with plain numbers. The slope of $\tanh a$ is $1 - \tanh^2 a$. For the quotient, think of
# $a \cdot b^{-1}$. `match operation:` reads well here; a chain of `if` does as well.
#
# </details>


# %% exercise="rule" task=2
def rule(operation: str, inputs: Sequence[float]) -> tuple[float, tuple[float, ...]]:
    """Return the value of an operation, and its slope by each input.

    Args:
        operation: ``"add"``, ``"sub"``, ``"mul"``, ``"div"``, ``"exp"``, ``"log"`` or
            ``"tanh"``.
        inputs: Two numbers for the first four, one for the last three, one or two for
            an unknown name. The operation is defined for them: no division by 0,
            logarithms of positive numbers. Each is 0 or of a size between 1e-100 and
            1e100; in ``"exp"`` the number itself is at most 700, and may be -1e100.

    Returns:
        The value, and a tuple of as many slopes as there are inputs: floats or ints,
        no tensors or arrays, with relative errors of at most 1e-9 (for ``"tanh"``, an
        absolute error of 1e-12 will do as well).

    Raises:
        ValueError: The operation is none of these; the message holds its name.
    """
    # BEGIN SOLUTION
    a, b = inputs[0], inputs[-1]
    match operation:
        case "add":
            return a + b, (1.0, 1.0)
        case "sub":
            return a - b, (1.0, -1.0)
        case "mul":
            return a * b, (b, a)
        case "div":
            return a / b, (1 / b, -a / b**2)
        case "exp":
            return math.exp(a), (math.exp(a),)
        case "log":
            return math.log(a), (1 / a,)
        case "tanh":
            return math.tanh(a), (1 - math.tanh(a) ** 2,)
        case _:
            raise ValueError(f"there is no rule for {operation!r}")
    # END SOLUTION


# %% test="rule" points=1
def test_rule() -> None:
    for operation, inputs, value, slopes, thought in (
        ("add", (2.0, 3.0), 5.0, (1.0, 1.0), "A sum moves as much as a summand."),
        ("sub", (2.0, 3.0), -1.0, (1.0, -1.0), "What if b grows: does a - b, too?"),
        ("mul", (2.0, 3.0), 6.0, (3.0, 2.0), "The slope by a is b, that by b is a."),
        ("div", (2.0, 4.0), 0.5, (0.25, -0.125), "1 / b, and minus a over b squared."),
        ("exp", (0.0,), 1.0, (1.0,), "It is its own derivative."),
        ("log", (2.0,), 0.6931471805599453, (0.5,), "The slope is 1 / a."),
        ("tanh", (0.0,), 0.0, (1.0,), "At 0 it rises like the line through it."),
    ):
        found = checks.attempt(rule, operation, inputs)
        what = f"rule({operation!r}, {inputs})"
        pair = checks.instance(what, found, tuple, thought="A value, and the slopes.")
        checks.equal(
            f"the length of {what}",
            len(pair),
            2,
            thought="Two things: the value, and a tuple with all slopes.",
        )
        checks.close(f"the value of {what}", pair[0], value, thought=thought)
        found_slopes = checks.instance(
            f"the slopes of {what}", pair[1], tuple, thought="A tuple, even of one."
        )
        checks.close(f"the slopes of {what}", found_slopes, slopes, thought=thought)
        for one in (pair[0], *found_slopes):
            checks.number(f"a part of {what}", one, thought="Plain numbers, each.")
    checks.raises(
        ValueError,
        lambda: rule("cos", (1.0,)),
        mentions="cos",
        thought="An unknown operation is refused, and the message names it.",
    )


# %% hidden="rule" points=2
def hidden_rule() -> None:
    rng = np.random.default_rng(222)
    built_in = {
        "add": torch.add,
        "sub": torch.sub,
        "mul": torch.mul,
        "div": torch.div,
        "exp": torch.exp,
        "log": torch.log,
        "tanh": torch.tanh,
    }
    asked: list[tuple[str, tuple[float, ...]]] = []
    for a, b in (
        *((2.0, -4.0), (-3.0, 0.5), (0.0, 7.0), (-5.0, -5.0), (1e4, 1e-4), (1e-5, 3e3)),
        *rng.normal(scale=3.0, size=(6, 2)).tolist(),
    ):
        asked += [(name, (a, b)) for name in ("add", "sub", "mul", "div")]
        asked += [("mul", (a, 0.0)), ("div", (b, b))]
        asked += [(name, (a, a)) for name in ("add", "sub", "mul")]
    for a, b in ((1e-100, 1e100), (1e100, -1e-100), (1e60, 1e60), (-1e-60, 1e-60)):
        asked += [(name, (a, b)) for name in ("add", "sub", "mul", "div")]
    asked += [(name, (0.0, 0.0)) for name in ("add", "sub", "mul")]
    exponents = (-1e100, -600.0, -30.0, -1.0, 0.0, 1e-9, 1.0, 2.5, 30.0, 300.0, 700.0)
    asked += [("exp", (a,)) for a in exponents]
    logged = (1e-100, 1e-20, 1e-6, 0.3, 1.0, 1.0 + 1e-6, 5.0, 1e6, 1e100)
    asked += [("log", (a,)) for a in logged]
    angles = (-1e100, -800.0, -12.0, -1.5, -0.2, 0.0, 1e-5, 0.4, 3.0, 9.0, 20.0, 400.0)
    asked += [("tanh", (a,)) for a in angles]
    calls = [*asked, *((name, list(inputs)) for name, inputs in asked)]
    results = checks.each(rule, calls)
    for (name, inputs), found in zip(calls, results, strict=True):
        thought = f"Are the value and each slope of {name} right, for any numbers?"
        leaves = [torch.tensor(a, dtype=torch.float64) for a in inputs]
        leaves = [leaf.requires_grad_() for leaf in leaves]
        expected = built_in[name](*leaves)
        expected.backward()
        pair = checks.instance(
            "what comes back", found, tuple, thought="A value, and the slopes?"
        )
        checks.equal("its length", len(pair), 2, thought="A value, and the slopes?")
        checks.number("the value", pair[0], thought="Is it a plain number?")
        slopes = checks.instance(
            "the slopes", pair[1], tuple, thought="Are the slopes in a tuple?"
        )
        for slope in slopes:
            checks.number("a slope", slope, thought="Is it a plain number?")
        tight = {"rtol": 1e-9, "atol": 1e-12 if name == "tanh" else 0.0}
        checks.close("the value", pair[0], expected, thought=thought, **tight)
        expected_slopes = [float(checks.to_array(leaf.grad)) for leaf in leaves]
        checks.close("the slopes", slopes, expected_slopes, thought=thought, **tight)
    others = "pow sin cos neg sqrt abs relu sigmoid sinh cosh log2 log10 log1p expm1"
    others += " max mod exp2 mull divide subtract true_divide ln + * - / ADD Add Tanh"
    for name in (*others.split(), "", " add", "mul ", "a", "tan"):
        for inputs in ((1.0,), (1.0, 2.0)):
            checks.raises(
                ValueError,
                lambda name=name, inputs=inputs: rule(name, inputs),
                mentions=name,
                thought="Is every other name refused, and named?",
            )


# %% [markdown]
# ## The note-taker
#
# Here is the rest of the machine. A `Scalar` behaves like a number. But each operation on it goes through `record`, which asks your `rule` for
# the value and the slopes, and writes both on the tape. Plain numbers are written as entries without inputs.


# %%
class Entry(NamedTuple):
    """One number on a tape: its value, and how it came about."""

    value: float
    inputs: tuple[int, ...] = ()
    """Places on the tape of what it was computed from; none if it was given."""
    slopes: tuple[float, ...] = ()
    """Slope of this value by each of the inputs."""


class Scalar:
    """A number that has a place on a tape; operations on it are written down there."""

    def __init__(self, tape: list[Entry], place: int) -> None:
        """Stand for the entry at this place."""
        self.tape = tape
        self.place = place

    @property
    def value(self) -> float:
        """The number itself."""
        return self.tape[self.place].value

    def __add__(self, other: "Scalar | float") -> "Scalar":
        """Return self + other."""
        return record("add", self, other)

    def __sub__(self, other: "Scalar | float") -> "Scalar":
        """Return self - other."""
        return record("sub", self, other)

    def __mul__(self, other: "Scalar | float") -> "Scalar":
        """Return self * other."""
        return record("mul", self, other)

    def __truediv__(self, other: "Scalar | float") -> "Scalar":
        """Return self / other."""
        return record("div", self, other)

    def exp(self) -> "Scalar":
        """Return e to the power of self."""
        return record("exp", self)

    def log(self) -> "Scalar":
        """Return the natural logarithm."""
        return record("log", self)

    def tanh(self) -> "Scalar":
        """Return the hyperbolic tangent."""
        return record("tanh", self)

    def detach(self) -> "Scalar":
        """Return the same number as one that was given: nothing leads back from it."""
        return given(self.tape, self.value)


def given(tape: list[Entry], value: float) -> Scalar:
    """Write a number without inputs on a tape."""
    tape.append(Entry(value))
    return Scalar(tape, len(tape) - 1)


def record(operation: str, first: Scalar, *others: Scalar | float) -> Scalar:
    """Carry out an operation by its rule, and write it on the tape of ``first``."""
    tape = first.tape
    operands = [first]
    for other in others:
        known = other if isinstance(other, Scalar) else given(tape, float(other))
        operands.append(known)
    value, slopes = rule(operation, tuple(one.value for one in operands))
    tape.append(Entry(value, tuple(one.place for one in operands), slopes))
    return Scalar(tape, len(tape) - 1)


# %% [markdown]
# The tape of the example, written by this machine. (This cell needs Exercise 2.)


# %% tags=["demo", "nbval-check-output"]
def show_tape() -> None:
    """Print the tape of x y + x x at x = 2, y = 3, and hold it against the table."""
    tape: list[Entry] = []
    x, y = given(tape, 2.0), given(tape, 3.0)
    result = x * y + x * x
    for place, entry in enumerate(tape):
        made = f"from {entry.inputs}, slopes {entry.slopes}" if entry.inputs else ""
        print(f"{place}: {entry.value:4}  {made}")
    assert result.place == 4
    assert tape[3] == Entry(4.0, (0, 0), (2.0, 2.0))
    assert tape[4] == Entry(10.0, (2, 3), (1.0, 1.0))


with checks.demonstration():
    show_tape()

# %% [markdown]
# ## Exercise 3: the sweep
#
# *Medium, about 10 minutes.* Write the sweep of the pseudocode: return a new list with the slope of the **last** entry by each entry of the tape.
#
# For the tape of the table it returns `[7.0, 2.0, 1.0, 1.0, 1.0]`.
#
# - An entry that the last one does not depend on has the slope 0. The last entry's own slope is 1.
# - The tape has at least one entry. The tests contain tapes of about 10,000 entries, so do not recurse along the tape, and do not walk along every path.
# - The tape is not changed.
#
# <details><summary>Hint</summary>
#
# `for t in reversed(range(len(tape)))` walks backwards, and `zip(entry.inputs, entry.slopes)` pairs the inputs with their slopes.
#
# </details>


# %% exercise="sweep" task=2
def sweep(tape: Sequence[Entry]) -> list[float]:
    """Return the slope of the last entry of a tape by each of its entries.

    Args:
        tape: At least one entry. The inputs of each stand before it; the same place may
            stand among them more than once. All local slopes are finite, and no slope
            of the result overflows.

    Returns:
        One float or int for each entry, in the order of the tape, with relative errors
        of at most 1e-9.
    """
    # BEGIN SOLUTION
    slopes = [0.0] * len(tape)
    slopes[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, local in zip(tape[t].inputs, tape[t].slopes, strict=True):
            slopes[s] += slopes[t] * local
    return slopes
    # END SOLUTION


# %% test="sweep" points=1
def test_sweep() -> None:
    x, y = Entry(2.0), Entry(3.0)
    product, square = Entry(6.0, (0, 1), (3.0, 2.0)), Entry(4.0, (0, 0), (2.0, 2.0))
    for what, tape, expected, thought in (
        ("a single given number", [x], [1.0], "It moves as much as itself."),
        ("x y", [x, y, product], [3.0, 2.0, 1.0], "From the last: 1 times the slope."),
        ("x x", [x, y, Entry(4.0, (0, 0), (2.0, 2.0))], [4.0, 0.0, 1.0], "Both add."),
        (
            "x y + x x",
            [x, y, product, square, Entry(10.0, (2, 3), (1.0, 1.0))],
            [7.0, 2.0, 1.0, 1.0, 1.0],
            "x is used three times: do all its shares add up?",
        ),
        (
            "(x x) (x x)",
            [x, Entry(4.0, (0, 0), (2.0, 2.0)), Entry(16.0, (1, 1), (4.0, 4.0))],
            [32.0, 8.0, 1.0],
            "Hand on what an entry has collected when its turn comes, from the end.",
        ),
    ):
        with checks.unchanged(tape=tape):
            found = checks.attempt(sweep, tape)
        found = checks.instance("the slopes", found, list, thought="A list.")
        checks.close(f"the slopes of {what}", found, expected, thought=thought)
        for one in found:
            checks.number("a slope", one, thought="Plain numbers.")


# %% hidden="sweep" points=2
def hidden_sweep() -> None:
    def compare(tape: list[Entry], expected: NDArray[np.float64]) -> None:
        with checks.unchanged(tape=tape):
            found = checks.attempt(sweep, tape)
        found = checks.instance("the slopes", found, list, thought="Is it a list?")
        for slope in found[:20]:
            checks.number("a slope", slope, thought="Is it a plain number?")
        checks.close(
            "the slopes",
            found,
            expected,
            thought="Does each entry hand on all that it has collected, to each of its "
            "inputs, on long tapes and for places that come twice?",
            rtol=1e-9,
            atol=0.0,
        )

    rng = np.random.default_rng(223)
    factors = np.exp(rng.normal(scale=0.05, size=10_000)) * rng.choice([-1, 1], 10_000)
    chain = [Entry(1.0)]
    chain += [Entry(1.0, (t,), (d,)) for t, d in enumerate(factors.tolist())]
    compare(chain, np.append(np.cumprod(factors[::-1])[::-1], 1.0))
    twice = [Entry(1.0)] + [Entry(1.0, (t, t), (0.75, 0.25)) for t in range(3000)]
    compare(twice, np.ones(3001))
    for n in (1, 2, 3, 5, 12, 40):
        for _ in range(8):
            tape: list[Entry] = []
            local = np.zeros((n, n))
            for t in range(n):
                count = int(rng.integers(0, min(t, 3) + 1)) if t < n - 1 else min(t, 2)
                inputs = tuple(rng.integers(0, max(t, 1), size=count).tolist())
                drawn = rng.choice([-2.0, -1.0, 0.0, 0.5, 3.0], size=count)
                slopes = tuple(drawn.tolist())
                np.add.at(local, (t, list(inputs)), slopes)
                tape.append(Entry(float(rng.normal()), inputs, slopes))
            total, power = np.zeros(n), np.eye(n)[-1]
            for _ in range(n):  # paths of 0, 1, 2, ... arrows from the last entry
                total, power = total + power, power @ local
            compare(tape, total)
    apart = [Entry(1.0), Entry(2.0, (0,), (2.0,)), Entry(5.0)]
    compare(apart, np.array([0.0, 0.0, 1.0]))  # the last depends on nothing
    beside = [Entry(1.0), Entry(3.0, (0,), (3.0,))]
    beside.append(Entry(9.0, (0, 0, 0), (1.0, 2.0, 4.0)))
    compare(beside, np.array([7.0, 0.0, 1.0]))
    tiny = [Entry(1.0), Entry(1.0, (0,), (1e-30,)), Entry(1.0, (1, 0), (1e-30, 0.0))]
    compare(tiny, np.array([1e-60, 1e-30, 1.0]))
    large = [Entry(1.0), Entry(1.0, (0,), (1e200,)), Entry(1.0, (1, 0), (-1e60, 5.0))]
    compare(large, np.array([-1e260, -1e60, 1.0]))
    equal = [Entry(2.0), Entry(2.0), *[Entry(4.0, (0, 1), (2.0, 3.0))] * 2]
    equal.append(Entry(9.0, (2, 3), (1.0, 5.0)))
    compare(equal, np.array([12.0, 18.0, 1.0, 5.0, 1.0]))
    places, locals_ = rng.integers(0, 50, size=400), rng.normal(size=400)
    wide = [Entry(float(t % 3)) for t in range(50)]
    wide.append(Entry(0.0, tuple(places.tolist()), tuple(locals_.tolist())))
    shares = np.bincount(places, weights=locals_, minlength=50)
    compare(wide, np.append(shares, 1.0))
    end = Entry(8.0, (1, 0), (1.0, 1.0))
    alike = [[Entry(2.0), Entry(4.0, (0,), (d,)), end] for d in (2.0, -3.0, 0.25)]
    found = checks.each(sweep, [(tuple(tape),) for tape in (*alike, alike[0])])
    checks.close(
        "the slopes of several tapes",
        found,
        [[d + 1.0, 1.0, 1.0] for d in (2.0, -3.0, 0.25, 2.0)],
        thought="Does each call make a list of its own, from this tape alone? A tape "
        "may be any sequence, such as a tuple.",
    )


# %% [markdown]
# ## Equal to PyTorch
#
# Your machine is complete. Tensors know the same operators and methods as our scalars, so one and the same function runs on both. Three
# functions of two variables: a polynomial, the log-probability of an action under two preferences (a softmax), and a chain of twenty `tanh`.
# **Predict**: to how many digits will the slopes agree? (This cell needs Exercises 2 and 3.)

# %% tags=["demo"]
Number = TypeVar("Number", Scalar, torch.Tensor)


def polynomial(x: Number, y: Number) -> Number:
    """Return x y + x x."""
    return x * y + x * x


def log_probability(x: Number, y: Number) -> Number:
    """Return the logarithm of the probability of the first of two actions (softmax)."""
    return (x.exp() / (x.exp() + y.exp())).log()


def long_chain(x: Number, y: Number) -> Number:
    """Return what is left after z <- tanh(z y + x), twenty times, from z = x."""
    z = x
    for _ in range(20):
        z = (z * y + x).tanh()
    return z


def tape_gradient(
    function: Callable[[Scalar, Scalar], Scalar], x: float, y: float
) -> tuple[float, float, int]:
    """Return both slopes of a function of two variables, and the tape's length."""
    tape: list[Entry] = []
    function(given(tape, x), given(tape, y))
    slopes = sweep(tape)
    return slopes[0], slopes[1], len(tape)


# %% tags=["demo"]
def show_agreement(n_points: int) -> None:
    """Print the largest difference between the tape's slopes and PyTorch's."""
    rng = np.random.default_rng(0)
    points = rng.uniform(-2.0, 2.0, size=(n_points, 2)).tolist()
    for on_tape, on_tensors in (
        (polynomial, polynomial),
        (log_probability, log_probability),
        (long_chain, long_chain),
    ):
        worst, length = 0.0, 0
        for point in points:
            *ours, length = tape_gradient(on_tape, *point)
            leaf = torch.tensor(point, dtype=torch.float64, requires_grad=True)
            (theirs,) = torch.autograd.grad(on_tensors(leaf[0], leaf[1]), leaf)
            gaps = [abs(a - b) for a, b in zip(ours, theirs.tolist(), strict=True)]
            scale = max(1.0, theirs.abs().max().item())
            worst = max(worst, *(gap / scale for gap in gaps))
        print(
            f"{on_tape.__name__}: {length} entries, {n_points} points, "
            f"largest difference {worst:.0e}"
        )
        assert worst < 1e-12


with checks.demonstration():
    show_agreement(100)

# %% [markdown]
# What to see: nothing is left but rounding. No formula for the slope of a chain of twenty `tanh` was ever written, not by you, and not by PyTorch.
#
# ### A policy learns from your tape
#
# Now use it for what it is made for. A policy prefers "right" over "left" by $\theta = \tanh(w\, x + b)$ at observation $x$, a number between
# $-1$ and 1. A teacher has shown four observations, and what to do there. The loss is the mean squared difference; gradient descent of Part 2.1
# does the rest. (This cell needs Exercises 2 and 3.)

# %% tags=["demo"]
TAUGHT = ((-1.0, -0.9), (-0.3, -0.5), (0.2, 0.1), (0.9, 0.8))
"""Pairs of an observation and the preference that the teacher shows there."""


def imitation_loss(w: Number, b: Number) -> Number:
    """Return the mean squared difference between policy and teacher."""
    total = w * 0.0
    for observation, preference in TAUGHT:
        gap = (w * observation + b).tanh() - preference
        total = total + gap * gap
    return total / float(len(TAUGHT))


def show_learning(learning_rate: float, n_steps: int) -> None:
    """Train the policy by the tape and by PyTorch, side by side, and compare."""
    mine = np.zeros(2)
    theirs = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([theirs], lr=learning_rate)
    for step in range(n_steps):
        optimiser.zero_grad()
        loss = imitation_loss(theirs[0], theirs[1])
        loss.backward()
        if step % (n_steps // 4) == 0:
            print(
                f"step {step:3}: loss {loss.item():.4f}, w = {mine[0]:.4f}, "
                f"b = {mine[1]:.4f}"
            )
        assert np.allclose(mine, theirs.detach().numpy(), rtol=0, atol=1e-12)
        *gradient, _ = tape_gradient(imitation_loss, mine[0], mine[1])
        mine = mine - learning_rate * np.array(gradient)
        optimiser.step()
    final = imitation_loss(theirs[0], theirs[1]).item()
    print(f"at the end: loss {final:.4f}")
    assert final < 0.001


with checks.demonstration():
    show_learning(0.5, 200)

# %% [markdown]
# What to see: the loss falls, and at each step your weights equal those that PyTorch's optimiser moved by PyTorch's gradients, to twelve digits
# (the cell asserts it).
#
# PyTorch's notes differ from yours in three ways. An entry is a whole tensor, so a few notes do for millions of numbers. Local slopes are not
# stored as numbers: each note keeps what it needs to multiply by them. And the notes are thrown away after `backward`, unless you ask otherwise.
# The sweep is the same.
#
# ### Cutting the tape
#
# In RL some numbers must count as given although they were computed. The error of a value estimate is $d = r + \gamma\, v(s') - v(s)$. With one
# weight, $v(s) = w\,x$ and $v(s') = w\,x'$, it holds $w$ twice. The *semi-gradient* of TD learning treats the target $r + \gamma\, v(s')$ as a
# constant; `detach` says so. On the tape it is one line: write the same number once more, **without inputs**. Then the sweep finds no way back.
# (This cell needs Exercises 2 and 3.)


# %% tags=["demo", "nbval-check-output"]
def squared_error(w: Number, is_cut: bool) -> Number:
    """Return d squared for x = 1, x' = 2, reward 1, discount 0.9."""
    following = w * 2.0
    target = (following.detach() if is_cut else following) * 0.9 + 1.0
    error = target - w * 1.0
    return error * error


def show_cut() -> None:
    """Print the slope by w with and without a cut, and hold it against PyTorch's."""
    for is_cut, by_hand in ((False, 2 * 1.4 * (1.8 - 1)), (True, 2 * 1.4 * (-1))):
        tape: list[Entry] = []
        squared_error(given(tape, 0.5), is_cut)
        ours = sweep(tape)[0]
        w = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
        (theirs,) = torch.autograd.grad(squared_error(w, is_cut), w)
        print(f"target {'cut off' if is_cut else 'on tape'}: slope by w {ours:+.2f}")
        assert abs(ours - theirs.item()) < 1e-12 and abs(ours - by_hand) < 1e-12


with checks.demonstration():
    show_cut()

# %% [markdown]
# What to see: here the two differ even in sign! With $w = 0.5$ the error is $d = 1 + 0.9 - 0.5 = 1.4$. Cut off, the slope is
# $2 d \cdot (-1) = -2.8$: descent raises $w$, and with it the value towards its target. On the tape it is $2 d\, (1.8 - 1) = 2.24$: descent
# lowers $w$, so as to pull the *target* down. Part 5.2 needs the cut in each update.

# %% [markdown]
# ## The accumulation bug
#
# Within one sweep shares must add up. PyTorch goes on adding *between* sweeps: `backward` adds to `.grad` whatever was there. That is useful
# where a batch is too large for one go, because the gradients of its pieces add up to that of the whole. But between two steps of gradient
# descent somebody has to clear it.


# %%
def squared_norm(x: torch.Tensor) -> torch.Tensor:
    """Return the sum of the squares of a vector."""
    return x.square().sum()


def valley(x: torch.Tensor) -> torch.Tensor:
    """Return the height of a rounded valley, lowest where all entries are 0.5.

    It is the root of 1 plus the sum of all ``(i + 1) / n * (x[i] - 0.5) ** 2``.
    """
    steep = torch.arange(1, len(x) + 1, dtype=x.dtype) / len(x)
    return (1 + (steep * (x - 0.5).square()).sum()).sqrt()


# %% tags=["demo", "nbval-check-output"]
def show_adding() -> None:
    """Print `.grad` after the gradient of a whole, and after those of its pieces."""
    x = torch.tensor([3.0, -1.0], requires_grad=True)
    squared_norm(x).backward()
    assert x.grad is not None
    whole = x.grad.clone()
    x.grad.zero_()
    for i in range(2):
        squared_norm(x[i : i + 1]).backward()
        print(f"after piece {i}: {x.grad}")
    assert torch.equal(whole, torch.tensor([6.0, -2.0])) and torch.equal(x.grad, whole)
    squared_norm(x).backward()
    print(f"not cleared, and the whole once more: {x.grad}")
    assert torch.equal(x.grad, 2 * whole)


show_adding()

# %% [markdown]
# What to see: the two pieces added up to the gradient of the whole, $(6, -2)$. Asked once more without clearing, PyTorch reports twice the slope.
#
# ## Exercise 4: descent with autograd, with the bug and without
#
# *Medium, about 10 minutes.* Write gradient descent with `backward`. If `clears` is true, each step uses the gradient at the present position
# alone: the walk of Part 2.1. If it is false, nobody ever clears `.grad`, and each step uses **the sum of the gradients at all positions so
# far**, the present one included.
#
# For $f(x) = x^2$ (slope $2x$), a start at 4 and the learning rate 0.25, the walk is $4, 2, 1$ when clearing. Without it: $4$, then
# $4 - 0.25 \cdot 8 = 2$, then $2 - 0.25 \cdot (8 + 4) = -1$.
#
# - Return all positions from the start on, `n_steps + 1` rows, in a new tensor that requires no gradient.
# - `start` is not changed. It may require a gradient, and hold one in `.grad`. Its old gradient stays there, and does not enter the walk.
#
# <details><summary>Hint</summary>
#
# Make a copy as in Exercise 1. A step changes it inside `with torch.no_grad():`, since moving is no part of the loss. Store
# `x.detach().clone()`: without `clone` all rows would be the same memory. `x.grad = None` clears.
#
# </details>


# %% exercise="descend_by_autograd" task=3
def descend_by_autograd(
    function: Callable[[torch.Tensor], torch.Tensor],
    start: torch.Tensor,
    learning_rate: float,
    n_steps: int,
    clears: bool,
) -> torch.Tensor:
    """Run gradient descent with gradients from autograd.

    Args:
        function: What is minimised: maps a position of shape ``[n_dims]`` to a tensor
            of shape ``[]``, computed from all its entries by PyTorch's operations.
        start: First position, shape ``[n_dims]``, ``n_dims`` at least 1, float32 or
            float64, on the CPU.
        learning_rate: Multiple of the gradient by which each step moves, at least 0.
        n_steps: Number of steps, from 0 to 500.
        clears: Whether old gradients are cleared before each step.

    Returns:
        Positions from ``start`` on, shape ``[n_steps + 1, n_dims]``, dtype of
        ``start``; requires no gradient.
    """
    # BEGIN SOLUTION
    x = start.detach().clone().requires_grad_()
    positions = [start.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        assert x.grad is not None
        with torch.no_grad():
            x -= learning_rate * x.grad
        positions.append(x.detach().clone())
    return torch.stack(positions)
    # END SOLUTION


# %% test="descend_by_autograd" points=1
def test_descend_by_autograd() -> None:
    for clears, expected, thought in (
        (True, [[4.0, -2.0], [2.0, -1.0], [1.0, -0.5]], "Only the present gradient."),
        (False, [[4.0, -2.0], [2.0, -1.0], [-1.0, 0.5]], "The sum of all gradients."),
    ):
        for is_trained in (False, True):
            start = torch.tensor([4.0, -2.0], requires_grad=is_trained)
            if is_trained:
                start.sum().backward()
            with checks.unchanged(start=start):
                walked = checks.attempt(
                    descend_by_autograd, squared_norm, start, 0.25, 2, clears
                )
            what = f"the walk with clears={clears}"
            walked = checks.tensor(
                what,
                walked,
                shape=(3, 2),
                dtype=torch.float32,
                thought="One row for each position, the start included.",
            )
            checks.close(what, walked, expected, thought=thought)
            checks.true(
                f"{what} requires no gradient",
                not walked.requires_grad,
                thought="`detach` takes a position off autograd's notes.",
            )


# %% hidden="descend_by_autograd" points=2
def hidden_descend_by_autograd() -> None:
    rng = np.random.default_rng(224)
    for n_dims, n_steps, rate, dtype in (
        (1, 0, 0.3, torch.float64),
        (1, 1, 0.3, torch.float64),
        (3, 8, 0.1, torch.float64),
        (5, 12, 0.25, torch.float32),
        (70, 4, 0.2, torch.float64),
        (2, 5, 0.0, torch.float64),
        (2, 25, 0.15, torch.float64),
        (4, 0, 0.5, torch.float32),
    ):
        steep = np.arange(1, n_dims + 1) / n_dims
        for clears in (True, False):
            for is_trained in (clears, not clears) if n_steps < 2 else (clears,):
                start = torch.tensor(rng.normal(size=2 * n_dims), dtype=dtype)[::2]
                start = start * (n_steps != 8)  # once from the origin
                start = start.detach().clone().requires_grad_(is_trained)
                if is_trained:
                    start.sum().backward()
                with checks.unchanged(start=start):
                    walked = checks.attempt(
                        descend_by_autograd, valley, start, rate, n_steps, clears
                    )
                walked = checks.tensor(
                    "the walk",
                    walked,
                    shape=(n_steps + 1, n_dims),
                    dtype=dtype,
                    thought="Is there a row for each position, in the dtype of start?",
                )
                checks.true(
                    "the walk requires no gradient",
                    not walked.requires_grad,
                    thought="Are the positions free of autograd's notes?",
                )
                at, total = checks.to_array(start).astype(float), np.zeros(n_dims)
                expected = [at]
                for _ in range(n_steps):
                    height = np.sqrt(1 + steep @ (at - 0.5) ** 2)
                    slope = steep * (at - 0.5) / height
                    total = slope if clears else total + slope
                    at = at - rate * total
                    expected.append(at)
                checks.close(
                    "the walk",
                    walked,
                    expected,
                    thought="Is each step the present gradient alone when clearing, "
                    "and the sum of all so far without, each of them by all entries?",
                    rtol=1e-9 if dtype == torch.float64 else 1e-4,
                    atol=1e-11 if dtype == torch.float64 else 1e-5,
                )
    for numbers, n_steps, rate in (
        ([4.0], 9, 0.5),  # the gradient is 0 after the first step
        ([0.0, 0.0], 3, 0.3),
        ([0.0, 1e-12], 6, 0.3),
        ([3e6, -4e7], 8, 0.1),
        ([30.0, -40.0, 0.1], 7, 1.2),  # the loss rises
        ([1.0, 2.0], 150, 0.004),
    ):
        for clears in (True, False):
            for old in (None, 1e12):
                start = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
                start.grad = None if old is None else torch.full_like(start, old)
                with checks.unchanged(start=start):
                    walked = checks.attempt(
                        descend_by_autograd, squared_norm, start, rate, n_steps, clears
                    )
                at, total = np.array(numbers), np.zeros(len(numbers))
                expected = [at]
                for _ in range(n_steps):
                    total = 2 * at if clears else total + 2 * at
                    at = at - rate * total
                    expected.append(at)
                checks.close(
                    "the walk",
                    walked,
                    expected,
                    thought="Is every step made, all of it, for gradients of any size, "
                    "even of 0, and for a loss that rises?",
                    rtol=1e-9,
                    atol=1e-12 * max(numbers),
                )
    for n_steps, rate in ((0, 0.1), (2, 0.1), (3, 0.0)):
        for clears in (True, False):
            start = torch.tensor([1.0, 2.0])
            checks.true(
                "the walk is a new tensor",
                checks.returns_new_tensors(
                    descend_by_autograd, squared_norm, start, rate, n_steps, clears
                ),
                thought="Is it a new tensor, even where nothing moves?",
            )


# %% [markdown]
# ### The pendulum
#
# What does the bug do? Take the parabola $f(x) = \tfrac L2 x^2$ of Part 2.1. **Predict:** will the walk converge later, run away, or do something else?
#
# Let $G_k$ be the sum of all gradients up to step $k$, so $x_{k+1} = x_k - \eta\, G_k$. Subtract $x_k = x_{k-1} - \eta\, G_{k-1}$ from it, and
# use $G_k - G_{k-1} = L x_k$:
#
# $$x_{k+1} = c\, x_k - x_{k-1} \qquad\text{with}\quad c = 2 - \eta L .$$
#
# **Lemma 2.** $E_k = x_k^2 - c\, x_k x_{k+1} + x_{k+1}^2$ is the same at all steps, namely $\eta L\, x_0^2$. So for $0 < \eta L < 4$ and
# $x_0 \ne 0$ the walk never comes to rest, and never runs away.
#
# *Proof.* Put in $x_{k+2} = c\, x_{k+1} - x_k$:
#
# $$E_{k+1} = x_{k+1}^2 - x_{k+2}\, (c\, x_{k+1} - x_{k+2}) = x_{k+1}^2 - x_{k+2}\, x_k = x_{k+1}^2 - c\, x_k x_{k+1} + x_k^2 = E_k .$$
#
# With $x_1 = (1 - \eta L)\, x_0 = (c - 1)\, x_0$ we get $E_0 = x_0^2\, (1 - c\,(c - 1) + (c - 1)^2) = x_0^2\, (2 - c)$, which is
# $\eta L\, x_0^2$. Now let $x_0 \ne 0$ and $|c| < 2$, that is, $0 < \eta L < 4$. If $x_k$ went to 0, $E_k$ would too, but it is above 0. And since
# $|2 x_k x_{k+1}| \le x_k^2 + x_{k+1}^2$, we have $E_k \ge (1 - |c|/2)\,(x_k^2 + x_{k+1}^2)$: no position is far away. $\blacksquare$
#
# It is the law of a pendulum without friction: the old gradients are its speed, and $E$ is its energy. With $\eta L = 1$ it swings with a period
# of exactly six steps ($x_{k+1} = x_k - x_{k-1}$: try it with 4, 0). (This cell needs Exercise 4.)


# %% tags=["demo"] alt="Position against the step, 0 to 30, of two walks from 4 at a learning rate of 0.1 on a parabola of curvature 2. With cleared gradients the walk glides to 0 and stays there. Without, it swings between 4 and -4 like a pendulum and does not get smaller."
def half_of_squares(x: torch.Tensor) -> torch.Tensor:
    """Return half the sum of squares: curvature 1."""
    return x.square().sum() / 2


def pendulum_figure(learning_rate: float, n_steps: int) -> Figure:
    """Draw the walk on the parabola with L = 2, with cleared gradients and without."""
    figure, axes = plt.subplots(figsize=(7, 3.4))
    start = torch.tensor([4.0], dtype=torch.float64)
    for clears, style in ((True, "o-"), (False, "s--")):
        x = descend_by_autograd(squared_norm, start, learning_rate, n_steps, clears)
        x = x[:, 0].numpy()
        name = "cleared" if clears else "never cleared"
        axes.plot(x[:31], style, markersize=3.5, label=name)
        if clears:
            assert abs(x[-1]) < 1e-6
        else:
            energy = x[:-1] ** 2 - (2 - 2 * learning_rate) * x[:-1] * x[1:] + x[1:] ** 2
            assert np.allclose(energy, 2 * learning_rate * 16.0, rtol=1e-9)
            assert np.abs(x[-20:]).max() > 3.9
            print(f"largest |x| in the last 20 of {n_steps} steps: ", end="")
            print(f"{np.abs(x[-20:]).max():.2f}")
    axes.axhline(0.0, color="grey", linewidth=1)
    axes.set(xlabel="step $k$", ylabel="position $x_k$")
    axes.legend(loc="upper right", ncols=2, title="gradients")
    axes.set_ylim(-5, 6.5)
    return figure


with checks.demonstration():
    pendulum_figure(0.1, 200)
    plt.show()
    for slow_rate in (0.1, 0.025):
        swing = descend_by_autograd(
            squared_norm, torch.tensor([4.0]), slow_rate, 200, False
        )
        crossings = int((swing[1:, 0] * swing[:-1, 0] < 0).sum())
        print(f"learning rate {slow_rate}: crosses 0 {crossings} times in 200 steps")
        period = 2 * math.pi / math.acos(1 - slow_rate)  # eta L = 2 times the rate
        assert abs(crossings - 2 * 200 / period) <= 1
    swing = descend_by_autograd(half_of_squares, torch.tensor([4.0]), 1.0, 12, False)
    print("eta L = 1:", swing[:, 0].tolist())
    assert swing[:, 0].tolist() == [4.0, 0.0, -4.0, -4.0, 0.0, 4.0] * 2 + [4.0]

# %% [markdown]
# What to see: the corrected walk converges. The other one swings as far after 200 steps as at the beginning; the energy stays the same to nine
# digits (the cell asserts it). If you see a loss that swings without end, and only more slowly with a smaller learning rate, look for a missing
# `zero_grad()`.

# %% [markdown]
# ## Finite differences
#
# How do you check a gradient that somebody worked out by hand, or a rule of your own? Move each input a little, and look. The **central
# difference** for a step $h > 0$ is
#
# $$D(h) = \frac{f(x + h) - f(x - h)}{2 h} .$$
#
# How small should $h$ be? Mathematics says: the smaller, the better. **Predict** what a computer says about the slope of $x^3$ at 1, which is 3.


# %% tags=["demo", "nbval-check-output"]
def show_steps() -> None:
    """Print central differences of x cubed at 1 for steps of several sizes."""
    print("step      float64           float32")
    for h in (1e-1, 1e-3, 1e-5, 1e-8, 1e-12, 1e-16):
        found = list[float]()
        for dtype in (torch.float64, torch.float32):
            step, one = torch.tensor(h, dtype=dtype), torch.ones((), dtype=dtype)
            up, down = one + step, one - step
            found.append(((up * up * up - down * down * down) / (2 * step)).item())
        print(f"{h:.0e}  {found[0]:.12f}    {found[1]:.6f}")
        assert h > 1e-10 or abs(found[0] - 3) > 1e-6
        assert h > 1e-10 or found[1] == 0.0


show_steps()

# %% [markdown]
# What to see: as the step shrinks, the slope becomes better, and then worse again. At $10^{-12}$ a `float64` has lost most of its digits, and
# for a `float32` it is 0: $1 + 10^{-12}$ is 1 there, nothing moves at all. Autograd does not have this trouble: it takes no differences.
#
# **Two errors**, one for each side. Let $|f'''| \le M$ near $x$. Taylor's formula gives
#
# $$f(x \pm h) = f(x) \pm h f'(x) + \tfrac{h^2}{2} f''(x) \pm \tfrac{h^3}{6} f'''(\xi_\pm) ,$$
#
# and in the difference the even terms cancel: what is left is at most $h^2 M / 6$ away from $f'(x)$. That is the **truncation error**: it falls
# with $h$. But the computer's values are not exact. If each is wrong by at most $\delta$, their difference is wrong by at most $2 \delta$, and
# after the division by $2h$ that makes $\delta / h$. That is the **rounding error**: it *grows* as $h$ falls. Together
#
# $$|D(h) - f'(x)| \;\le\; B(h) = \frac{M h^2}{6} + \frac{\delta}{h} .$$
#
# **Lemma 3.** $B$ is smallest at $h^* = (3 \delta / M)^{1/3}$, and there it is $\tfrac12 (9\, \delta^2 M)^{1/3}$.
#
# *Proof.* $B'(h) = M h / 3 - \delta / h^2$ is 0 exactly where $h^3 = 3 \delta / M$, negative before and positive after. At that place
# $\delta / h = M h^2 / 3$, so $B(h^*) = M h^{*2} / 6 + M h^{*2} / 3 = M h^{*2} / 2$; put in $h^*$. $\blacksquare$
#
# For a function whose values and third derivatives have the size 1, the values are rounded to about $\delta \approx \varepsilon$, where
# $\varepsilon = 2.2 \cdot 10^{-16}$ is the distance from 1 to the next `float64`. So the best step is about
#
# $$h \approx \varepsilon^{1/3} \approx 6 \cdot 10^{-6}, \qquad\text{with an error of about}\quad \varepsilon^{2/3} \approx 4 \cdot 10^{-11} .$$
#
# At $h = 10^{-12}$ the rounding error alone may be $\varepsilon / h \approx 2 \cdot 10^{-4}$, millions of times more.
#
# Does it hold? Below is the error of the slope of $\sin$, averaged (root mean square) over 256 places between 1 and 2, for steps
# $h = 2^{-1}, 2^{-2}, \dots$ (powers of two, so that the places themselves are not rounded). Here all derivatives are at most 1. The slider adds
# noise of size $\delta$ to each value: that is what the return of an episode looks like, or a loss on a random batch. It moves the whole V.
# Where does the best step go?

# %% tags=["demo"]
PLACES = 1.0 + np.arange(256) / 256
"""Where slopes of the sine are looked at: exact in float64, and so are small steps."""


def difference_error(h: float, noise: float, is_central: bool, seed: int) -> float:
    """Return the error of a difference quotient of the sine.

    Args:
        h: The step, a power of two.
        noise: Largest size of the random error that is added to each value.
        is_central: Whether it is (f(x + h) - f(x - h)) / 2 h, or the forward one,
            (f(x + h) - f(x)) / h.
        seed: Of the noise.

    Returns:
        Root mean square of the error of the slope, over ``PLACES``.
    """
    rng = np.random.default_rng(seed)

    def value(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.sin(x) + noise * rng.uniform(-1.0, 1.0, size=x.shape)

    back = h if is_central else 0.0
    slopes = (value(PLACES + h) - value(PLACES - back)) / (h + back)
    return float(np.sqrt(np.mean((slopes - np.cos(PLACES)) ** 2)))


# %% tags=["demo"] alt="Error of the slope against the step, both axes logarithmic. Each curve is a V. For the central difference it falls from right to left as the square of the step, is lowest near 9e-6 with an error of about 1e-11, and rises again towards smaller steps; the forward difference is lowest near 1e-8, with an error of about 1e-8. Dashed lines mark the bound of Lemma 3. At a step of 1e-12 both errors are near 1e-4."
STEPS = 2.0 ** -np.arange(1, 51)


def v_figure(noise_exponent: int) -> Figure:
    """Draw the error of both differences against the step; noise 10 ** exponent."""
    noise = 0.0 if noise_exponent < -15 else 10.0**noise_exponent
    delta = noise + np.finfo(np.float64).eps
    figure, axes = plt.subplots(figsize=(7.4, 4.0))
    central = [difference_error(float(h), noise, True, 1) for h in STEPS]
    forward = [difference_error(float(h), noise, False, 1) for h in STEPS]
    axes.loglog(STEPS, forward, "s", markersize=4, label="forward difference")
    axes.loglog(STEPS, central, "o", markersize=4, label="central difference")
    bound = STEPS**2 / 6 + delta / STEPS
    axes.loglog(STEPS, bound, "--", color="black", label="bound $B(h)$, central")
    best = (3 * delta) ** (1 / 3)
    named = f"best step $h^*$ = {best:.1e}"
    axes.axvline(best, color="grey", linestyle=":", label=named)
    axes.axvline(1e-12, color="grey", linestyle="-.", label="a step of $10^{-12}$")
    told = "no noise, rounding alone" if noise == 0 else f"noise {noise:.0e}"
    axes.set(xlabel="step $h$", ylabel="error of the slope (root mean square)")
    axes.set(title=told, ylim=(1e-13, 1e3))
    axes.legend(loc="lower left", fontsize=8)
    assert np.all(np.array(central) <= bound * (1 + 1e-9))
    return figure


controls.interactive_figure(
    v_figure, noise_exponent=controls.slider(-16, 0, 1, -16, "noise, power of ten")
)


# %% tags=["demo"]
def show_v() -> None:
    """Print and assert what the V says: both sides, the lowest place, and noise."""
    errors = np.array([difference_error(float(h), 0.0, True, 1) for h in STEPS])
    logs = np.log2(errors)
    right = (logs[3] - logs[9]) / 6
    left = (logs[29] - logs[44]) / 15
    best, at_best = STEPS[errors.argmin()], errors.min()
    tiny = errors[39]  # h = 2 ** -40, which is 9.1e-13
    print(f"error times 2 ** {right:.2f} for a step twice as large, on the right side")
    print(f"error times 2 ** {left:.2f} for a step twice as large, on the left side")
    print(f"lowest: {at_best:.0e} at {best:.0e}; error at {STEPS[39]:.0e}: {tiny:.0e}")
    assert abs(right - 2) < 0.02 and abs(left + 1) < 0.1
    assert tiny > 1e6 * at_best
    forward = [difference_error(float(h), 0.0, False, 1) for h in STEPS]
    print(f"lowest of the forward difference: {min(forward):.0e}")
    assert min(forward) > 1000 * at_best
    for noise in (0.0, 1e-9, 1e-3):
        formula = (3 * (noise + np.finfo(np.float64).eps)) ** (1 / 3)
        for seed in range(5):
            found = [difference_error(float(h), noise, True, seed) for h in STEPS]
            measured = STEPS[int(np.argmin(found))]
            assert 1 / 5 < measured / formula < 5


show_v()

# %% [markdown]
# What to see: a V, whose right side falls like $h^2$ and whose left side grows like $1 / h$, as the bound says; no error of the central
# difference lies above the bound. The lowest place is near $h^*$ (within a factor of five, without noise and with it, for five seeds each). The
# forward difference has only $h$ in place of $h^2$, and pays for it: its best error is more than a thousand times larger.

# %% [markdown]
# ## Exercise 5: a gradient by central differences
#
# *Medium, about 10 minutes.* Return the gradient of a function of several variables, each entry by a central difference in its own direction:
#
# $$g_i = \frac{f(x + h_i e_i) - f(x - h_i e_i)}{2 h_i}, \qquad h_i = \varepsilon^{1/3} \cdot \max(1, |x_i|),$$
#
# where $e_i$ has a 1 at place $i$ and zeros elsewhere, and $\varepsilon$ is `np.finfo(np.float64).eps`. The step grows with the entry, because
# the numbers near $10^6$ lie further apart than those near 1.
#
# For $f(x) = x_0^2\, x_1$ at $(3, 2)$ the gradient is $(12, 9)$.
#
# - `function` may be anything that takes an array and gives a float. Call it twice for each entry, at these two places (up to rounding),
#   with all other entries unchanged.
# - `x` is the same afterwards, to the last bit. If `x` has no entries, the gradient has none.
#
# <details><summary>Hint</summary>
#
# Work on copies: `up = x.copy()`, then `up[i] += h`. (Adding $h$ to `x` itself and taking it away again does not lead back exactly: each of the
# two results is rounded.)
#
# </details>


# %% exercise="numerical_gradient" task=4
def numerical_gradient(
    function: Callable[[NDArray[np.float64]], float], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the gradient of a function by central differences.

    Args:
        function: Maps an array of shape ``[n]``, float64, to a float. It neither
            changes nor keeps the array.
        x: Where, shape ``[n]``, float64; the same afterwards.

    Returns:
        The gradient, shape ``[n]``, float64.
    """
    # BEGIN SOLUTION
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient
    # END SOLUTION


# %% test="numerical_gradient" points=1
def test_numerical_gradient() -> None:
    calls: list[list[float]] = []

    def cubic(x: NDArray[np.float64]) -> float:
        calls.append(x.tolist())
        return float(x[0] ** 2 * x[1])

    for numbers, expected, thought in (
        ([3.0, 2.0], [12.0, 9.0], "One entry moves at a time, up and down."),
        ([-1000.0, 0.5], [-1000.0, 1e6], "Does the step grow with the size of x[i]?"),
    ):
        x = np.array(numbers)
        calls.clear()
        with checks.unchanged(x=x):
            found = checks.attempt(numerical_gradient, cubic, x)
        found = checks.array(
            "the gradient",
            found,
            shape=(2,),
            dtype=np.float64,
            thought="An array with one float64 for each entry of x.",
        )
        checks.close(
            f"the gradient at {numbers}", found, expected, thought=thought, rtol=1e-8
        )
        checks.equal(
            "the number of calls of the function",
            len(calls),
            4,
            thought="Two calls for each entry.",
        )
        checks.close(
            f"how far each entry moves at {numbers}",
            np.abs(np.array(calls) - x).max(axis=0),
            np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1.0, np.abs(x)),
            thought="h_i is the cube root of eps, times |x_i| if that is above 1.",
            rtol=1e-4,
            atol=0.0,
        )
    found = checks.attempt(numerical_gradient, lambda _: 5.0, np.zeros(0))
    checks.array(
        "the gradient at a place without entries",
        found,
        shape=(0,),
        dtype=np.float64,
        thought="No entries, no slopes.",
    )


# %% hidden="numerical_gradient" points=2
def hidden_numerical_gradient() -> None:
    rng = np.random.default_rng(225)
    cube_root = 2.0 ** (-52 / 3)
    for n in (1, 2, 3, 9, 70):
        for scale in (1.0, 1e-3, 40.0, 1e6):
            x = rng.normal(size=2 * n)[::2] * scale
            if n > 2:
                x[0], x[1], x[2] = 0.0, -1.0, -1.0
            weights = rng.uniform(0.5, 2.0, size=n)
            calls: list[list[float]] = []

            def cubic(
                at: NDArray[np.float64],
                weights: NDArray[np.float64] = weights,
                calls: list[list[float]] = calls,
            ) -> float:
                calls.append(at.tolist())
                return float(weights @ (at / 40) ** 3 + at[0] * at[-1] / 7)

            with checks.unchanged(x=x):
                found = checks.attempt(numerical_gradient, cubic, x)
            found = checks.array(
                "the gradient",
                found,
                shape=(n,),
                dtype=np.float64,
                thought="Is it an array with one float64 for each entry?",
            )
            expected = 3 * weights * (x / 40) ** 2 / 40
            expected[0] += x[-1] / 7
            expected[-1] += x[0] / 7
            size = float(np.abs(cubic(x))) / np.maximum(1, np.abs(x)).min()
            checks.close(
                "the gradient",
                found,
                expected,
                thought="Is each entry right to many digits, wherever x lies?",
                rtol=1e-8,
                atol=1e-9 + 1e-10 * size,
            )
            calls.pop()  # the test's own
            checks.equal(
                "the number of calls",
                len(calls),
                2 * n,
                thought="Is the function called twice for each entry, and no more?",
            )
            moves = np.array(calls) - x
            width = cube_root * np.maximum(1.0, np.abs(x))
            wanted = np.concatenate([np.diag(width), np.diag(-width)])
            order = np.lexsort(np.round(moves / width).T)
            expected_order = np.lexsort(np.round(wanted / width).T)
            checks.close(
                "where the function is called",
                moves[order] / width,
                wanted[expected_order] / width,
                thought="Are they the two places of each entry, with the step that the "
                "statement names, for entries of any size?",
                rtol=0.0,
                atol=1e-4,
            )

    def ripples(at: NDArray[np.float64]) -> float:
        return float(np.sin(at).sum() + np.exp(at[0]))

    places = [rng.uniform(-1.5, 1.5, size=4) for _ in range(5)]
    places += [np.zeros(1), np.zeros(4), np.array([1.0, -1.0]), np.ones(3)]
    for x in places:
        expected = np.cos(x)
        expected[0] += math.exp(x[0])
        checks.close(
            "the gradient",
            checks.attempt(numerical_gradient, ripples, x),
            expected,
            thought="Is it the central difference, at the origin, too?",
            rtol=0.0,
            atol=2e-9,
        )
    for scale in (1e-12, 1e12):
        x = rng.uniform(0.5, 1.5, size=3)
        checks.close(
            "the gradient",
            checks.attempt(
                numerical_gradient, lambda at, c=scale: float(c * (at @ at)), x
            ),
            2 * scale * x,
            thought="Is each entry right to many digits, of whatever size?",
            rtol=1e-8,
            atol=0.0,
        )
    checks.array(
        "the gradient without entries",
        checks.attempt(numerical_gradient, lambda _: 1.0, np.zeros(0)),
        shape=(0,),
        dtype=np.float64,
        thought="Is it ready for no entries?",
    )


# %% [markdown]
# ### By hand, by autograd, by differences
#
# A policy chooses among $n$ actions with the probabilities $\pi_j = e^{\theta_j} / \sum_k e^{\theta_k}$. Policy gradients (Module 5) need the
# gradient of $\log \pi_a$. By hand: $\log \pi_a = \theta_a - \log \sum_k e^{\theta_k}$, and the derivative of the last term by $\theta_j$ is
# $e^{\theta_j} / \sum_k e^{\theta_k} = \pi_j$. So
#
# $$\frac{\partial \log \pi_a}{\partial \theta_j} = \mathbb 1[j = a] - \pi_j .$$
#
# A colleague writes $\mathbb 1[j = a] - \pi_a$: one letter. Who is right? Three witnesses. (This cell needs Exercise 5.)


# %% tags=["demo"]
def show_witnesses(n_trials: int) -> None:
    """Check two gradients of log pi_a by autograd and by central differences."""
    rng = np.random.default_rng(7)
    worst = {"right formula": 0.0, "autograd": 0.0}
    least_wrong = math.inf
    for _ in range(n_trials):
        theta, a = rng.normal(size=5), int(rng.integers(5))
        pi = np.exp(theta) / np.exp(theta).sum()
        measured = numerical_gradient(
            lambda t, a=a: float(t[a] - np.log(np.exp(t).sum())), theta
        )
        leaf = torch.tensor(theta, requires_grad=True)
        (by_autograd,) = torch.autograd.grad(leaf.log_softmax(dim=0)[a], leaf)
        chosen = np.eye(5)[a]
        for name, claimed in (
            ("right formula", chosen - pi),
            ("autograd", by_autograd.numpy()),
        ):
            worst[name] = max(worst[name], float(np.abs(claimed - measured).max()))
        wrong = float(np.abs(chosen - pi[a] - measured).max())
        least_wrong = min(least_wrong, wrong)
    for name, gap in worst.items():
        print(f"{name}: at most {gap:.0e} from the differences, in {n_trials} trials")
        assert gap < 1e-9
    print(f"the colleague's formula: at least {least_wrong:.2f}")
    assert least_wrong > 1e-2


with checks.demonstration():
    show_witnesses(50)

# %% [markdown]
# What to see: two of the witnesses agree with the third to nine digits, and the colleague is wrong, clearly and in every trial. A check with the
# right step tells a slip from rounding without any doubt, since there is nothing between $10^{-9}$ and $10^{-2}$.
#
# Why not use differences always? For $n$ weights they take $2n$ evaluations of the function. A sweep costs as much as a few evaluations,
# whatever $n$ is. With a million weights that is the whole story.

# %% [markdown]
# ## Exercise 6: the best step of a forward difference
#
# *Medium, about 10 minutes.* Do the derivation yourself, for the **forward difference** $\bigl(f(x + h) - f(x)\bigr) / h$. Each of the two
# values is wrong by at most $\delta$ (`noise`), and $|f''| \le M_2$ (`curvature`) near $x$.
#
# 1. By Taylor, $f(x + h) = f(x) + h f'(x) + \tfrac{h^2}{2} f''(\xi)$. How far from $f'(x)$ can the forward difference of the exact values be?
# 2. How much can the errors of the two values add to that?
# 3. At which $h$ is the sum of both bounds smallest, and how large is it there?
#
# Return this step and this bound, with relative errors of at most $10^{-5}$. With $\delta = 0.01$ and $M_2 = 4$ they are 0.1 and 0.4. Both arguments lie
# between $10^{-30}$ and $10^{30}$.
#
# <details><summary>Hint</summary>
#
# In Lemma 3 the difference of two wrong values was divided by $2h$, and here it is divided by $h$. At the best step the two parts of this bound
# are equal.
#
# </details>


# %% exercise="forward_step" task=4
def forward_step(noise: float, curvature: float) -> tuple[float, float]:
    """Return the step of a forward difference with the smallest bound, and that bound.

    Args:
        noise: Largest error of a value of the function, above 0.
        curvature: Largest size of the second derivative, above 0.

    Returns:
        The step, and the bound for the error of the slope; floats or ints.
    """
    # BEGIN SOLUTION
    step = 2 * math.sqrt(noise / curvature)
    return step, curvature * step / 2 + 2 * noise / step
    # END SOLUTION


# %% test="forward_step" points=1
def test_forward_step() -> None:
    for noise, curvature, expected, thought in (
        (0.01, 4.0, (0.1, 0.4), "The worked example: h / 2 times 4, plus 0.02 / h."),
        (1.0, 1.0, (2.0, 2.0), "h / 2 + 2 / h is smallest at h = 2."),
        (1e-16, 1.0, (2e-8, 2e-8), "Small noise, small steps."),
    ):
        found = checks.attempt(forward_step, noise, curvature)
        what = f"forward_step({noise}, {curvature})"
        pair = checks.instance(what, found, tuple, thought="A step and a bound.")
        checks.close(what, pair, expected, thought=thought, rtol=1e-5, atol=0.0)
        for one in pair:
            checks.number(what, one, thought="Both are plain numbers.")


# %% hidden="forward_step" points=2
def hidden_forward_step() -> None:
    rng = np.random.default_rng(226)
    asked = (10 ** rng.uniform(-6, 6, size=(20, 2))).tolist()
    asked += [[1e-30, 1e30], [1e30, 1e-30], [1e-30, 1e-30], [1e30, 1e30], [3, 12]]
    for noise, curvature in asked:
        found = checks.attempt(forward_step, noise, curvature)
        pair = checks.instance(
            "what comes back", found, tuple, thought="Is it a tuple?"
        )
        checks.close(
            "the step and the bound",
            pair,
            [(4 * noise / curvature) ** 0.5, (4 * noise * curvature) ** 0.5],
            thought="Which part of the error falls with the step, and which one grows? "
            "Is the bound the sum of both?",
            rtol=1e-5,
            atol=0.0,
        )
        for one in pair:
            checks.number("each of the two", one, thought="Is it a plain number?")


# %% [markdown]
# Compare your formula with the experiment: the sine with noise, for which $M_2 = 1$. (This cell needs Exercise 6.)


# %% tags=["demo"]
def show_forward() -> None:
    """Print the best forward step by formula and by experiment, for several noises."""
    for noise in (1e-12, 1e-8, 1e-4, 1e-1):
        step, bound = forward_step(noise, 1.0)
        errors = [difference_error(float(h), noise, False, 3) for h in STEPS]
        measured = STEPS[int(np.argmin(errors))]
        print(
            f"noise {noise:.0e}: best step {step:.0e} by formula, {measured:.0e} by "
            f"experiment; bound {bound:.0e}, error {min(errors):.0e}"
        )
        assert 1 / 5 < measured / step < 5 and min(errors) < bound


with checks.demonstration():
    show_forward()

# %% [markdown]
# What to see: the formula finds the step (within a factor of five), from the rounding of a computer up to noise of a tenth. With noise of a
# tenth even the best slope is wrong by 0.3, while the slopes themselves lie between $-0.42$ and 0.54. The returns of an agent often scatter by
# more than that. So one try says little about the slope, and an agent that learns by trying changes of its weights has to average over many
# (Part 1.7).

# %% [markdown]
# ## Summary and outlook
#
# - Autograd is a tape: each operation writes down its value, its inputs, and its local slopes. A sweep from the end to the beginning adds up,
#   for each entry, all the ways in which it acts on the result.
# - Your sixty lines agreed with PyTorch on three functions at 100 points each, to less than $10^{-12}$, and trained a policy to the same
#   weights. `detach` is an entry without inputs.
# - Shares add up, within a sweep and between sweeps. If they are never cleared, gradients make a pendulum: its energy $E$ is kept exactly, and
#   after 200 steps it swings as far as at the start.
# - A central difference errs by at most $M h^2 / 6 + \delta / h$. The best step is $(3 \delta / M)^{1/3}$, about
#   $\varepsilon^{1/3} \approx 6 \cdot 10^{-6}$ in `float64`; a step of $10^{-12}$ was more than a million times worse.
# - By hand, by autograd, by differences: three ways that agree to nine digits leave no room for a slip.
#
# **Where it leads**: Part 2.3 looks at the functions that we minimise. Part 3.5 carries the sweep through a whole network, with matrices in
# place of numbers. In Part 5.2 the cut tape is at the heart of each update.
#
# **Further reading**: Karpathy, *micrograd* (2020), the same idea with a small neural network on top; Paszke and others, *Automatic
# differentiation in PyTorch* (2017); `torch.autograd.gradcheck`, which does what Exercise 5 does, for tensors of any shape.
