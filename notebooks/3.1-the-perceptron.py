# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 3.1: The perceptron"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A good driver balances the pole on the cart, and you sit beside her with a notebook. At each moment you write down four numbers, and which
# way she pushes: left or right. Can a machine find her rule from your notes?
#
# In 1958 Frank Rosenblatt proposed a machine that does, if the rule is a simple one. It weighs the numbers, adds them up, and looks at the
# sign. When it is wrong, it moves its weights a little. When it is right, it does nothing. There is no learning rate to choose, and no
# derivative to take. And there is a promise that few learning methods can match: **if a rule of this kind fits the notes at all, the machine
# makes only so many mistakes, however long you go on asking**, and you can compute the number. You will prove it in half a page, and test
# it in dozens of trials.
#
# The promise has an *if* in it. You will also see what happens when it does not hold, on four points that changed the history of neural networks.
#
# **After this part you can**
#
# - write the perceptron's update, and say in which direction it turns the boundary;
# - derive the bound $(R/\gamma)^2$ on its mistakes, compute it, and say what it does not depend on;
# - train until there is no mistake left, and draw the boundary after each epoch;
# - say what happens on data that no line separates, prove that there is none, and keep the best weights in your pocket.
#
# **Builds on** Part 1.3 (dot product) and Part 1.7 (norm, unit vectors, and the inequality of Cauchy and Schwarz).
#
# **Time** about 30 minutes to read, 55 to work.
#
# **Sources** Rosenblatt, *The Perceptron: A Probabilistic Model for Information Storage and Organization in the Brain* (1958); Novikoff, *On
# Convergence Proofs on Perceptrons* (1962), for the bound; Minsky and Papert, *Perceptrons* (1969), for what a line cannot do; Gallant,
# *Perceptron-Based Learning Algorithms* (1990), for the pocket; Lawson and Hanson, *Solving Least Squares Problems* (1974), chapter 23, for
# the largest margin; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 9.4, for linear methods.

# %%
import itertools
import math
from typing import NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.checks.figures_marks import Curve
from rlcourse.figures import animations, plots
from scipy.optimize import nnls

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# An **example** is a vector $x_i$ of $d$ numbers with a **label** $y_i$, which is $+1$ or $-1$ (push right, push left). The perceptron has a
# vector of **weights** $w$. The dot product $w \cdot x_i$ is the **score** of the example, and its sign is the answer. So the answer is right if
#
# $$y_i\,(w \cdot x_i) > 0 .$$
#
# Anything else is a **mistake**; a score of exactly 0 is one too. The places where the score is 0 form the **decision boundary**: in the plane it is
# a line, in space a plane, and $w$ stands on it at a right angle. To let the boundary pass beside the origin, put a constant 1 in front of
# every $x_i$. Its weight shifts the boundary, and is often called the **bias**.
#
# **The update.** Begin with $w = 0$. At a mistake on example $i$,
#
# $$w \leftarrow w + y_i\, x_i .$$
#
# **Lemma 1** (an update helps its own example). It raises $y_i\,(w \cdot x_i)$ by exactly $\lVert x_i \rVert^2$.
#
# *Proof.* $y_i\,(w + y_i x_i) \cdot x_i = y_i\,(w \cdot x_i) + y_i^2\,(x_i \cdot x_i)$, and $y_i^2 = 1$. $\blacksquare$
#
# It may well spoil other examples. Why does this ever end? Two quantities decide it. The **radius** $R$ is the largest norm
# $\lVert x_i \rVert$. And for a unit vector $u$, the **margin** of $u$ is
#
# $$\gamma(u) = \min_i\; y_i\,(u \cdot x_i) .$$
#
# It says how far the worst example is from the boundary of $u$; it is negative if that example is on the wrong side. The data are
# **separable** if some unit vector has a margin above 0. (For any other vector $v$ the margin is that of its unit vector $v / \lVert v \rVert$.)
#
# **Lemma 2** (Novikoff's bound). If a unit vector $u$ has the margin $\gamma > 0$, then the perceptron makes at most $(R / \gamma)^2$ mistakes,
# in whatever order the examples come, and however often.
#
# *Proof.* Look at the weights $w_k$ after $k$ mistakes, beginning with $w_0 = 0$. At each mistake, on some example $i$:
#
# - $u \cdot w_{k} = u \cdot w_{k-1} + y_i\,(u \cdot x_i) \ge u \cdot w_{k-1} + \gamma$. So $u \cdot w_k \ge k\,\gamma$: the weights turn
#   towards $u$.
# - $\lVert w_k \rVert^2 = \lVert w_{k-1} \rVert^2 + 2\,y_i\,(w_{k-1} \cdot x_i) + \lVert x_i \rVert^2 \le \lVert w_{k-1} \rVert^2 + R^2$, since the
#   middle term is not positive: it was a mistake. So $\lVert w_k \rVert^2 \le k R^2$: the weights grow slowly.
#
# With Cauchy and Schwarz, $k\,\gamma \le u \cdot w_k \le \lVert w_k \rVert \le \sqrt{k}\, R$. Divide by $\sqrt k\, \gamma$ and square:
# $k \le (R / \gamma)^2$. $\blacksquare$
#
# Notice what is *not* in the bound: neither the number of examples nor the number of dimensions. The best bound comes from the largest
# margin that any unit vector has. How does one know that no other has a larger one? By a certificate:
#
# **Lemma 3** (a certificate). Take shares $a_i \ge 0$ that sum to 1. Then no unit vector has a margin above $\lVert \sum_i a_i\, y_i\, x_i \rVert$.
#
# *Proof.* A smallest number is at most an average, so $\gamma(u) \le \sum_i a_i\, y_i\,(u \cdot x_i) = u \cdot \sum_i a_i\, y_i\, x_i$. By
# Cauchy and Schwarz that is at most $\lVert \sum_i a_i\, y_i\, x_i \rVert$. $\blacksquare$
#
# In particular, **if some average of the vectors $y_i\,x_i$ is zero, the data are not separable**. This will be all that we need for the four famous points.
#
# In pseudocode:
#
# ```text
# Perceptron
# 1  w ← 0
# 2  for each epoch:
# 3      for each example (x, y), in order:
# 4          if y (w · x) ≤ 0:              (a mistake)
# 5              w ← w + y x
# 6      stop if this epoch had no mistake
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $x_i$ | example, a constant 1 in front | `inputs[i]` | `inputs`: `(n, d)` | `float64` |
# | $y_i$ | label, $+1$ or $-1$ | `labels[i]` | `labels`: `(n,)` | `float64` |
# | $w$ | weights | `weights` | `(d,)` | `float64` |
# | $u$, $v$ | a separating vector, of norm 1 or any | `direction`, `separator` | `(d,)` | `float64` |
# | $\gamma$ | margin | `margin` | number | `float` |
# | $a_i$ | shares of a certificate | `shares[i]` | `shares`: `(n,)` | `float64` |
# | $(R/\gamma)^2$ | bound on the number of mistakes | `mistake_bound(...)` | number | `float` |

# %% [markdown]
# ## Exercise 1: the update
#
# *Easy, about 5 minutes.* Show one example to the perceptron: return the weights after it. If `label` times the score is **0 or less**, these
# are `weights + label * x`, otherwise the weights as they were. In both cases return a **new** tensor, which shares no memory with an argument.
#
# A promise for this and all other exercises of the part: if you compute in the dtype that is given, no test has a score so near to 0 that rounding
# decides its sign. Small scores do occur.
#
# With the weights `[1, 2, 0]` and `x = [1, 0, 2]`, the score is 1. For the label -1 that is a mistake, and the result is `[0, 2, -2]`. For
# the label 1 it is right, and the result is `[1, 2, 0]`.
#
# <details><summary>Hint</summary>
#
# The score is `weights @ x`. `clone` makes a new tensor of the same numbers.
#
# </details>


# %% exercise="update" task=1
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    """Return the perceptron's weights after it has seen one example.

    Args:
        weights: Weights of shape ``[d]``, float32 or float64, on the CPU.
        x: The example, of the same shape and dtype.
        label: 1.0 or -1.0.

    Returns:
        The new weights, shape ``[d]``, dtype of ``weights``.
    """
    # BEGIN SOLUTION
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.clone()
    # END SOLUTION


# %% test="update" points=1
def test_update() -> None:
    for numbers, example, label, expected, thought in (
        ([1, 2, 0], [1, 0, 2], -1.0, [0, 2, -2], "A mistake: add label times x."),
        ([1, 2, 0], [1, 0, 2], 1.0, [1, 2, 0], "It was right: the weights stay."),
        ([1, 2, 0], [-1, 0, 2], 1.0, [0, 2, 2], "The score is -1, the label 1."),
        ([1, 2, 0], [-1, 0, 2], -1.0, [1, 2, 0], "Score and label are negative."),
        ([0, 0], [3, 4], 1.0, [3, 4], "A score of 0 is a mistake."),
        ([2, 1], [-1, 2], -1.0, [3, -1], "A score of 0 is a mistake for -1, too."),
        ([0.5], [2], 1.0, [0.5], "A vector of one number is a vector as well."),
    ):
        weights = torch.tensor(numbers, dtype=torch.float64)
        x = torch.tensor(example, dtype=torch.float64)
        with checks.unchanged(weights=weights, x=x):
            found = checks.attempt(update, weights, x, label)
        what = f"the weights {numbers} after x = {example} with the label {label:g}"
        found = checks.tensor(
            what,
            found,
            shape=weights.shape,
            dtype=torch.float64,
            thought="A vector as long as the weights.",
        )
        checks.close(what, found, expected, thought=thought)
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(update, weights, x, label),
            thought="Whoever changes the result must not change the old weights.",
        )


# %% hidden="update" points=2
def hidden_update() -> None:
    rng = np.random.default_rng(311)
    cases = list[tuple[np.ndarray, np.ndarray]]()
    sizes = 1.0, 2.0**20, 2.0**-40, 2.0**-300
    for d, size in itertools.product((1, 3, 40, 1000), sizes):
        w, x = rng.integers(-2, 3, size=(2, d)) * size  # no sum of these is rounded
        cases += [(w, x), (w, -x), (w, 0 * x), (w, w), (w, -w), (0 * w, x)]
    for d in (1, 2, 7):
        w, x = 0.1 + rng.random(size=(2, d))
        cases += [(w, x), (-w, x), (1e3 * w, 1e-12 * x), (1e-12 * w, x)]
    cases.append(
        (np.array([1.0, 0.0]), np.array([1e-14, 5.0]))
    )  # nearly at a right angle
    big = 2.0**30  # a score of 1, of large terms: float32 does not see it
    cases += [(np.array([big + 1, 1.0]), np.array([1.0, -big]))]
    cases += [(np.array([big - 1, 1.0]), np.array([1.0, -big]))]
    for dtype, (w, example), label in itertools.product(
        (torch.float32, torch.float64), cases, (1.0, -1.0)
    ):
        weights, x = torch.tensor(w, dtype=dtype), torch.tensor(example, dtype=dtype)
        with checks.unchanged(weights=weights, x=x):
            found = checks.attempt(update, weights, x, label)
        found = checks.tensor(
            "the new weights",
            found,
            shape=weights.shape,
            dtype=dtype,
            thought="Do they keep the shape and dtype of the weights?",
        )
        w, example = np.array(weights.tolist()), np.array(x.tolist())
        checks.close(
            "the new weights",
            found,
            w if label * math.fsum(w * example) > 0 else w + label * example,
            thought="Is it an update exactly where label times score is zero or less, "
            "however small or large the numbers?",
            rtol=1e-12 if dtype == torch.float64 else 1e-6,
            atol=0.0,
        )
        if len(w) < 4:
            checks.true(
                "the result is a new tensor",
                checks.returns_new_tensors(update, weights, x, label),
                thought="In both cases, and for zeros?",
            )


# %% [markdown]
# Follow it with a pencil first. Three examples, two passes. **Predict** the weights after each line, then run. (This cell needs Exercise 1.)


# %%
pencil_inputs = torch.tensor(
    [[1.0, 2.0, 0.0], [1.0, 0.0, 2.0], [1.0, -1.0, -1.0]], dtype=torch.float64
)
pencil_labels = torch.tensor([1.0, -1.0, -1.0], dtype=torch.float64)


# %% tags=["demo", "nbval-check-output"]
def show_pencil() -> None:
    """Print the weights after each example of two epochs."""
    weights = torch.zeros(3, dtype=torch.float64)
    n_mistakes = 0
    for epoch, i in itertools.product((1, 2), range(3)):
        x, y = pencil_inputs[i], pencil_labels[i].item()
        score = float(weights @ x)
        new = update(weights, x, y)
        word = "mistake" if y * score <= 0 else "right"
        # Lemma 1, in numbers: an update raises y (w . x) by the square of the norm.
        gain = y * float((new - weights) @ x)
        assert gain == (float(x @ x) if word == "mistake" else 0.0)
        print(f"epoch {epoch}, label {y:+.0f}: score {score:+.0f}, {word:7}", end=" ")
        print("weights", [round(number) for number in new.tolist()])
        n_mistakes += word == "mistake"
        weights = new
    assert n_mistakes == 3 and weights.tolist() == [-1.0, 3.0, -1.0]


with checks.demonstration():
    show_pencil()

# %% [markdown]
# What to see: in the first epoch all three are mistakes. The first and the third are mistakes because their score is exactly 0. The second
# epoch is without a mistake, and from now on nothing ever changes: the boundary is $-1 + 3 x_1 - x_2 = 0$. (The cell also asserts Lemma
# 1 at every line.)
#
# ## A world whose answer is known: the table
#
# Think of an agent in a world of $n$ states that knows nothing but the number of its state. Its example is a vector with a single
# 1 in the place of that state, and 0 everywhere else. Then the perceptron *is* a table: one weight for each state. Let each state have its right answer,
# $+1$ or $-1$.
#
# Here everything is known exactly. All norms are 1, so $R = 1$. The unit vector $u = (y_1, \dots, y_n) / \sqrt n$ has the margin
# $1/\sqrt n$; and equal shares $a_i = 1/n$ in Lemma 3 certify that none has a larger one. So the bound is $(R/\gamma)^2 = n$.
#
# **Predict** how many mistakes the perceptron really makes. Fewer? (This cell needs Exercise 1.)


# %% tags=["demo", "nbval-check-output"]
def table_mistakes(n_states: int) -> int:
    """Count the perceptron's mistakes in three epochs over the states of a table."""
    labels = torch.tensor([(-1.0) ** i for i in range(n_states)], dtype=torch.float64)
    states = torch.eye(n_states, dtype=torch.float64)
    weights = torch.zeros(n_states, dtype=torch.float64)
    n_mistakes = 0
    for _ in range(3):
        for x, y in zip(states, labels.tolist(), strict=True):
            n_mistakes += y * float(weights @ x) <= 0
            weights = update(weights, x, y)
    return n_mistakes


with checks.demonstration():
    for number_of_states in (1, 4, 25, 100):
        count = table_mistakes(number_of_states)
        print(f"{number_of_states:3} states: bound {number_of_states}", end=", ")
        print(f"mistakes {count}")
        assert count == number_of_states

# %% [markdown]
# Exactly as many as the bound allows. So **the bound cannot be improved**: for every $n$ there is a world that meets it. And this world
# is the table, where what is learned in one state says nothing about any other. Every state must be got wrong once. To learn
# faster than a table does, examples must have something in common: a margin that does not shrink with their number. This is the case for
# *function approximation*, the subject of Part 5.1, in one inequality.

# %% [markdown]
# ## The largest margin, exactly
#
# For any other data we need the largest margin, and not just some. It can be computed: the shares $a_i$ for which the average
# $p = \sum_i a_i\,y_i\,x_i$ is shortest give it. If $p$ is zero, the data are not separable. Otherwise $y_i\,(p \cdot x_i) \ge \lVert p \rVert^2$
# for every $i$, for if not, moving a small share to example $i$ would make $p$ shorter. So the unit vector of $p$ has the margin
# $\lVert p \rVert$, and by Lemma 3 nothing beats that. The search for the shares is a least-squares problem with $a_i \ge 0$, which `scipy`
# solves in finitely many steps; how it is set up stands in chapter 23 of Lawson and Hanson. We need not trust it: the cell checks both sides,
# that the margin is reached, and that the certificate forbids a larger one.


# %%
class Widest(NamedTuple):
    """The largest margin of some data, and its certificate."""

    margin: float
    """0 where the data are not separable."""
    direction: torch.Tensor
    """The unit vector with this margin, shape ``[d]``; zeros where there is none."""
    shares: torch.Tensor
    """Shares of the examples, shape ``[n]``, that certify it by Lemma 3."""


def widest(inputs: torch.Tensor, labels: torch.Tensor) -> Widest:
    """Compute the largest margin (Lawson and Hanson, least distance programming).

    Args:
        inputs: Examples, shape ``[n, d]``, float64, with ``n`` at least 1.
        labels: 1.0 or -1.0 for each, shape ``[n]``, float64.

    Returns:
        The margin with its direction and its certificate.
    """
    signed = (labels[:, None] * inputs).numpy()
    rows = np.vstack([signed.T, np.ones(len(signed))])
    target = np.append(np.zeros(inputs.shape[1]), 1.0)
    found = nnls(rows, target)[0]
    shares = found / found.sum()
    average = shares @ signed
    length = float(np.linalg.norm(average))
    if length < 1e-9 * np.linalg.norm(signed, axis=1).max():
        length, average = 0.0, np.zeros_like(average)
    direction = average / length if length > 0 else average
    return Widest(length, torch.from_numpy(direction), torch.from_numpy(shares))


def check_certificate(inputs: torch.Tensor, labels: torch.Tensor) -> float:
    """Assert both sides of the largest margin, and return it."""
    margin, direction, shares = widest(inputs, labels)
    assert shares.min() >= 0 and math.isclose(shares.sum().item(), 1.0)
    average = shares @ (labels[:, None] * inputs)
    reached = (labels * (inputs @ direction)).min().item()
    allowed = average.norm().item()
    assert math.isclose(reached, margin, rel_tol=1e-6, abs_tol=1e-9)
    assert math.isclose(allowed, margin, rel_tol=1e-6, abs_tol=1e-9)
    return margin


# %% tags=["demo", "nbval-check-output"]
for table_size in (1, 4, 25):
    table_margin = check_certificate(
        torch.eye(table_size, dtype=torch.float64),
        torch.ones(table_size, dtype=torch.float64),
    )
    print(f"a table of {table_size:2} states: largest margin {table_margin:.3f}")
    assert math.isclose(table_margin, table_size**-0.5)
pencil_margin = check_certificate(pencil_inputs, pencil_labels)
print(f"the three examples of the pencil: largest margin {pencil_margin:.3f}")

# %% [markdown]
# For the tables it is $1/\sqrt n$, as derived.

# %% [markdown]
# ## Exercise 2: the bound
#
# *Easy, about 8 minutes.* Given data and a vector $v$ that separates them, return $(R/\gamma)^2$, where $R$ is the largest norm of an
# example and $\gamma$ the margin of the **unit vector** of $v$. If $v$ does not separate the data, because some example has
# $y_i\,(v \cdot x_i) \le 0$, raise a `ValueError`; any product above 0 will do, however small.
#
# For the three examples of the pencil and $v = (-1, 3, -1)$: the largest squared norm is $R^2 = 5$, the smallest $y_i\,(v \cdot x_i)$ is
# 3, and $\lVert v \rVert^2 = 11$. So the bound is $5 \cdot 11 / 9 \approx 6.11$. For $10\,v$ it is the same.
#
# <details><summary>Hint</summary>
#
# `inputs @ separator` holds all scores at once, and `inputs.norm(dim=1)` all norms. Look for products of 0 or less **before** you divide by the
# norm of the separator: zeros have none to divide by.
#
# </details>


# %% exercise="mistake_bound" task=2
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    """Return Novikoff's bound on the number of mistakes, for one separating vector.

    Args:
        inputs: Examples, shape ``[n, d]``, float64, on the CPU; ``n`` is at least 1.
        labels: 1.0 or -1.0 for each, shape ``[n]``, float64.
        separator: Shape ``[d]``, float64; zeros, or a norm from 1e-20 to 1e20.

    Returns:
        The bound, a plain number.

    Raises:
        ValueError: The vector does not separate the data.
    """
    # BEGIN SOLUTION
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError(f"the smallest product is {products.min()}, expected above 0")
    margin = products.min() / separator.norm()
    return ((inputs.norm(dim=1).max() / margin) ** 2).item()
    # END SOLUTION


# %% test="mistake_bound" points=1
def test_mistake_bound() -> None:
    v = torch.tensor([-1.0, 3.0, -1.0], dtype=torch.float64)
    for name, inputs, labels, separator, expected, thought in (
        ("the pencil", pencil_inputs, pencil_labels, v, 55 / 9, "As in the example."),
        ("10 v", pencil_inputs, pencil_labels, 10 * v, 55 / 9, "Is it a unit vector?"),
        ("one", pencil_inputs[:1], pencil_labels[:1], v, 2.2, "R is 5 ** 0.5 here."),
    ):
        with checks.unchanged(inputs=inputs, labels=labels, separator=separator):
            bound = checks.attempt(mistake_bound, inputs, labels, separator)
        bound = checks.number(name, bound, thought="`.item()` makes a plain number.")
        checks.close(f"the bound: {name}", bound, expected, thought=thought, rtol=1e-9)
    for wrong in ([1.0, 0.0, 0.0], [-1.0, 0.5, -1.0], [0.0, 0.0, 0.0]):
        separator = torch.tensor(wrong, dtype=torch.float64)
        checks.raises(
            ValueError,
            lambda v=separator: mistake_bound(pencil_inputs, pencil_labels, v),
            thought="Some example has a product of 0 or less: refuse.",
        )


# %% hidden="mistake_bound" points=2
def hidden_mistake_bound() -> None:
    rng = np.random.default_rng(312)
    data = list[tuple[np.ndarray, np.ndarray]]()
    for n, d in ((1, 1), (1, 4), (2, 2), (3, 7), (30, 3), (200, 2), (5, 80)):
        for scale in (1.0, 1e-5, 300.0):
            x = rng.normal(size=(n, d)) * scale
            x *= 10 ** rng.uniform(-0.5, 0.5, size=(n, 1))
            data.append((x, rng.normal(size=d)))
    data.append((1e-30 * rng.normal(size=(4, 3)), rng.normal(size=3)))
    for height in (1e-3, 1e-7, 1e-14):  # one example almost on the boundary
        x = np.array([[3.0, 4.0], [1.0, -height], [-2.0, 0.5], [8.0, 1.0]])
        data.append((x, np.array([0.0, 1.0])))
    for (x, v), length in itertools.product(data, (1.0, 1e-18, 1e15)):
        scores = [math.fsum(row * v) for row in x]
        y = np.sign(scores)
        inputs, labels, separator = map(torch.tensor, (x, y, length * v))
        squares = [math.fsum(row**2) for row in x]
        expected = max(squares) * math.fsum(v**2) / min(map(abs, scores)) ** 2
        with checks.unchanged(inputs=inputs, labels=labels, v=separator):
            bound = checks.attempt(mistake_bound, inputs, labels, separator)
        checks.close(
            "the bound",
            checks.number("the bound", bound, thought="Is it a plain number?"),
            expected,
            thought="Largest norm, smallest margin, for vectors of any norm?",
            rtol=1e-8,
            atol=0.0,
        )
        if length == 1.0:
            continue
        for wrong in ([0], [len(x) - 1], [*range(len(x))]):  # either end, and all
            others = labels.clone()
            others[wrong] *= -1
            checks.raises(
                ValueError,
                lambda a=inputs, b=others, c=separator: mistake_bound(a, b, c),
                thought="Is every example looked at, first and last?",
            )
    # Products of exactly 0: at either example, of either label, and of zeros.
    tied = torch.tensor([[1.0, 2.0], [1.0, -1.0]], dtype=torch.float64)
    for numbers, order, second in itertools.product(
        ([1.0, 1.0], [0.0, 0.0]), ([0, 1], [1, 0]), (1.0, -1.0)
    ):
        vector = torch.tensor(numbers, dtype=torch.float64)
        labels = torch.tensor([1.0, second], dtype=torch.float64)[order]
        checks.raises(
            ValueError,
            lambda a=tied[order], b=labels, c=vector: mistake_bound(a, b, c),
            thought="What does the statement say of a product of exactly 0?",
        )


# %% [markdown]
# ## Exercise 3: train
#
# *Medium, about 12 minutes.* Run the perceptron of the pseudocode: begin with zeros, and take the examples one by one, **in the given
# order**, in every epoch. Return two things:
#
# - the weights, a new tensor: zeros in row 0, and in row $k$ the weights after epoch $k$;
# - the number of mistakes made during each epoch, a list of plain whole numbers.
#
# Stop **after the first epoch without a mistake**, which counts as an epoch, or after `max_epochs` epochs.
#
# For the three examples of the pencil the weights are `[[0, 0, 0], [-1, 3, -1], [-1, 3, -1]]`, and the mistakes `[3, 0]`. With
# `max_epochs = 1` they are `[[0, 0, 0], [-1, 3, -1]]` and `[3]`.
#
# <details><summary>Hint</summary>
#
# A list of weights to which each epoch appends, and `torch.stack` at the end. Whether an example is a mistake must be seen **before** its
# update. Your `update` does the rest.
#
# </details>


# %%
def check_training(
    found: object, history: list[list[float]], mistakes: list[int], thought: str
) -> None:
    """Check what a training run returned. (The tests call it.)"""
    pair = checks.instance("the result", found, tuple, thought="Two things: a tuple.")
    checks.equal("the number of results", len(pair), 2, thought="Weights and mistakes.")
    weights = checks.tensor(
        "the weights",
        pair[0],
        shape=(len(history), len(history[0])),
        dtype=torch.float64,
        thought="Zeros first, the right dtype, a row for each epoch, and no more?",
    )
    atol = 1e-12 * max(abs(number) for row in history for number in row)
    checks.close("the weights", weights, history, thought=thought, rtol=1e-9, atol=atol)
    counts = checks.instance("the mistakes", pair[1], list, thought="A list.")
    for count in counts:
        checks.instance("a number of mistakes", count, int, thought="Whole numbers.")
    checks.equal("the mistakes", counts, mistakes, thought=thought)


# %% exercise="train" task=2
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    """Run the perceptron until an epoch has no mistake, or for ``max_epochs`` epochs.

    Args:
        inputs: Examples, shape ``[n, d]``, float64, on the CPU; ``n`` is at least 1.
        labels: 1.0 or -1.0 for each, shape ``[n]``, float64.
        max_epochs: Largest number of epochs, at least 1.

    Returns:
        The weights before the first epoch and after each, shape ``[n_epochs + 1, d]``,
        float64, and the number of mistakes in each epoch.
    """
    # BEGIN SOLUTION
    weights = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [weights], list[int]()
    while len(mistakes) < max_epochs and (not mistakes or mistakes[-1] > 0):
        n_mistakes = 0
        for x, y in zip(inputs, labels.tolist(), strict=True):
            n_mistakes += int(y * (weights @ x) <= 0)
            weights = update(weights, x, y)
        history.append(weights)
        mistakes.append(n_mistakes)
    return torch.stack(history), mistakes
    # END SOLUTION


# %% test="train" points=1
def test_train() -> None:
    one = torch.ones(1, 1, dtype=torch.float64)
    last, zero = [-1.0, 3.0, -1.0], [0.0, 0.0, 0.0]
    for inputs, labels, max_epochs, history, mistakes, thought in (
        (pencil_inputs, pencil_labels, 9, [zero, last, last], [3, 0], "The example."),
        (pencil_inputs, pencil_labels, 2, [zero, last, last], [3, 0], "Two suffice."),
        (pencil_inputs, pencil_labels, 1, [zero, last], [3], "max_epochs is 1 here."),
        (one, -one[0], 5, [[0.0], [-1.0], [-1.0]], [1, 0], "A single example."),
        (
            one.expand(2, 1),
            torch.tensor([1.0, -1.0], dtype=torch.float64),
            3,
            [[0.0], [0.0], [0.0], [0.0]],
            [2, 2, 2],
            "The same example with both labels: each is a mistake, for ever.",
        ),
    ):
        with checks.unchanged(inputs=inputs, labels=labels):
            found = checks.attempt(train, inputs, labels, max_epochs)
        check_training(found, history, mistakes, thought)


# %% hidden="train" points=3
def hidden_train() -> None:
    def run(
        x: np.ndarray, y: np.ndarray, max_epochs: int
    ) -> tuple[list[list[float]], list[int], float]:
        """The weights, the mistakes, and the score nearest to 0 (after the start)."""
        w, history, mistakes = np.zeros(x.shape[1]), [[0.0] * x.shape[1]], list[int]()
        closest = math.inf
        while len(mistakes) < max_epochs and 0 not in mistakes:
            mistakes.append(0)
            for row, sign in zip(x, y, strict=True):
                score = sign * np.dot(w, row)
                closest = min(closest, abs(score) if w.any() else math.inf)
                if score <= 0:
                    mistakes[-1] += 1
                    w = w + sign * row
            history.append([float(number) for number in w])
        return history, mistakes, closest

    rng = np.random.default_rng(313)
    data = list[tuple[np.ndarray, np.ndarray, int]]()
    for n, d in ((1, 1), (2, 2), (4, 3), (9, 3), (12, 6), (30, 2), (40, 9), (3, 70)):
        for max_epochs in (1, 2, 7, 7, 30, 30):
            x = rng.integers(-3, 4, size=(n, d))
            x[:, 0] = 1
            y = np.where(x @ rng.integers(-4, 5, size=d) > 0, 1, -1)
            if max_epochs == 7:  # hardly ever separable
                y[rng.integers(n)] *= -1
            data.append((x, y, max_epochs))
        closest = 0.0
        while closest < 1e-9:  # no whole numbers, and no score that rounding decides
            x = rng.normal(size=(n, d))
            y = np.where(x @ rng.normal(size=d) > 0, 1, -1)
            closest = run(x, y, 20)[2]
        data.append((x, y, 20))
    x = np.array([[1, 2, 0], [0, 0, 0], [1, 0, 2], [1, -1, -1]])
    data.append((x, np.array([1, -1, -1, -1]), 6))  # zeros are wrong for ever
    xor = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])
    data.append((xor, np.array([-1, 1, 1, -1]), 60))
    # A narrow margin: mistakes in each of more than a thousand epochs, then none.
    data.append((np.array([[1100, 1], [1099, -1]]), np.array([1, -1]), 3000))
    # Small and large numbers, and a score of 1 between large terms.
    data += [(2.0**k * x, y, n) for x, y, n in data[:20:3] for k in (-100, -20, 20)]
    data.append((np.array([[2**30 + 1, 1], [1, -(2**30)]]), np.array([1, 1]), 5))
    for x, y, max_epochs in data:
        inputs = torch.tensor(x, dtype=torch.float64)
        labels = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(inputs=inputs, labels=labels):
            found = checks.attempt(train, inputs, labels, max_epochs)
        check_training(
            found,
            *run(x, y, max_epochs)[:2],
            "Zeros first, the given order, an update at once after each mistake, "
            "and the end after the first epoch without one, however late?",
        )
    for max_epochs in (1, 3):
        checks.true(
            "the weights are a new tensor",
            checks.returns_new_tensors(train, pencil_inputs, pencil_labels, max_epochs),
            thought="Is the history built afresh at each call?",
        )


# %% [markdown]
# ## The bound in sixty trials
#
# Now test the bound in experiments. Each trial has a random unit vector $u$ in 2 to 9 dimensions and 20 to 60 random examples, labelled
# by the sign of $u \cdot x$. Examples nearer to the boundary of $u$ than some gap are left out, so **the margin of $u$ is at least that gap by
# construction**; the largest margin is at least that of $u$, and comes with its certificate. **Predict**: how near to the bound do
# the mistakes get? (This cell needs Exercises 1 to 3.)


# %% tags=["demo"] alt="Sixty points, the number of mistakes against the bound, both logarithmic. All lie below the diagonal, most of them by a factor of about ten."
class Trial(NamedTuple):
    """One random data set that a known unit vector separates."""

    inputs: torch.Tensor
    """Shape ``[n, d]``, a constant 1 in entry 0."""
    labels: torch.Tensor
    """Shape ``[n]``."""
    direction: torch.Tensor
    """The unit vector that gave the labels, shape ``[d]``."""


def draw_trial(n: int, d: int, gap: float, rng: np.random.Generator) -> Trial:
    """Draw n examples of d entries, none nearer than ``gap`` to a random boundary."""
    direction = rng.normal(size=d) * np.append(0.3, np.ones(d - 1))
    direction /= np.linalg.norm(direction)
    inputs = np.ones((100 * n, d))
    inputs[:, 1:] = rng.uniform(-1, 1, size=(100 * n, d - 1))
    inputs = inputs[np.abs(inputs @ direction) > gap][:n]
    labels = np.sign(inputs @ direction)
    return Trial(*map(torch.from_numpy, (inputs, labels, direction)))


def bounds_and_mistakes(n_trials: int, seed: int) -> tuple[list[float], list[int]]:
    """Train on many data sets; return the bounds and the mistakes, asserted to fit."""
    rng = np.random.default_rng(seed)
    bounds, counts = list[float](), list[int]()
    for _ in range(n_trials):
        n, d, gap = (
            rng.integers(20, 61),
            rng.integers(2, 10),
            10 ** rng.uniform(-1.7, -0.5),
        )
        inputs, labels, direction = draw_trial(int(n), int(d), gap, rng)
        margin = check_certificate(inputs, labels)
        assert margin >= (labels * (inputs @ direction)).min() - 1e-9
        assert (labels * (inputs @ direction)).min() > gap
        bound = mistake_bound(inputs, labels, widest(inputs, labels).direction)
        assert bound <= mistake_bound(inputs, labels, direction) * (1 + 1e-9)
        history, mistakes = train(inputs, labels, max_epochs=math.floor(bound) + 1)
        assert mistakes[-1] == 0 and sum(mistakes) <= bound
        scaled, same = train(4 * inputs, labels, max_epochs=math.floor(bound) + 1)
        assert same == mistakes and torch.equal(scaled, 4 * history)
        bounds.append(bound)
        counts.append(sum(mistakes))
    return bounds, counts


def trials_figure(bounds: list[float], counts: list[int]) -> Figure:
    """Draw the mistakes of each trial against its bound."""
    figure, axes = plt.subplots(figsize=(6, 3.6))
    ends = [min(bounds), max(bounds)]
    axes.loglog(ends, ends, "--", color="black", label="the bound itself")
    axes.loglog(bounds, counts, "o", linestyle="none", label="one trial")
    axes.set(xlabel="bound $(R/\\gamma)^2$", ylabel="mistakes until none is left")
    axes.legend()
    return figure


with checks.demonstration():
    all_bounds, all_counts = bounds_and_mistakes(60, seed=31)
    trials_figure(all_bounds, all_counts)
    plt.show()
    ratios = np.array(all_counts) / np.array(all_bounds)
    print(f"no more mistakes than the bound: {(ratios <= 1).sum()} of 60 trials")
    print(f"bounds from {min(all_bounds):.0f} to {max(all_bounds):.0f}", end=", ")
    print(f"mistakes at most {ratios.max():.0%} of it, median {np.median(ratios):.1%}")

# %% [markdown]
# What to see: not one trial lies above the line, as must be. Most lie far below it. The bound speaks of the *worst* order and the worst
# data of this margin, and random data are not the worst (the table was).
#
# The cell asserts two more things. The bound from the largest margin is never above the bound from the vector that made the labels. And with all inputs four
# times as large, the weights are four times as large, and the mistakes are the same ones: $R/\gamma$ does not change. For the same
# reason a learning rate would change nothing but the length of $w$, when one begins with zeros.
#
# And what would refute Lemma 2? A separable set on which the mistakes go beyond the bound. Take the *if* away, and they do. We put one more
# example into a separable set: a copy of the first one, with the other label. (This cell needs Exercises 1 to 3.)


# %% tags=["demo"]
def show_contradiction(seed: int) -> None:
    """Print the mistakes with and without one contradiction in the data."""
    inputs, labels, direction = draw_trial(20, 3, 0.3, np.random.default_rng(seed))
    bound = mistake_bound(inputs, labels, direction)
    max_epochs = math.floor(bound) + 1
    _, alone = train(inputs, labels, max_epochs)
    more = torch.cat([inputs, inputs[:1]]), torch.cat([labels, -labels[:1]])
    _, contradicted = train(*more, max_epochs)
    print(f"bound {bound:.1f}, separable: {sum(alone)} mistakes, then none")
    print(
        f"contradicted: {sum(contradicted)} mistakes in {max_epochs} epochs", end=", "
    )
    print(f"at least {min(contradicted)} in each")
    assert sum(alone) <= bound < sum(contradicted) and min(contradicted) >= 1
    assert check_certificate(*more) == 0.0


with checks.demonstration():
    show_contradiction(seed=32)

# %% [markdown]
# ## The boundary in motion
#
# In the plane one can watch. Each frame shows one mistake: the example that was wrong has a ring, the old boundary is dashed, the new
# one is solid. By Lemma 1 each update helps the example in the ring. **Predict**: will the ringed example always be on its right side
# afterwards? (This cell needs Exercise 1. If nothing moves, you are looking at a static copy. It shows the first frame, which is
# the end of the story; the picture of Exercise 4 shows the story itself.)


# %%
def draw_examples(axes: Axes, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    """Draw the examples of both labels, in two colours and two shapes."""
    for sign, name, marker, colour in (
        (1.0, "plus", "o", plots.PALETTE[0]),
        (-1.0, "minus", "s", plots.PALETTE[1]),
    ):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker, color=colour, ms=5, label=name)


# %% tags=["demo"] alt="An animation of thirty examples in the plane, circles and squares. A line jumps with each mistake, until all circles are on one side and all squares on the other."
def boundary_ends(weights: torch.Tensor) -> tuple[list[float], list[float]]:
    """Return x and y of two far points of a boundary in the plane (none for w = 0)."""
    bias, normal = weights[0].item(), weights[1:].numpy()
    square = float(normal @ normal)
    if square == 0:
        return [], []
    foot, along = (
        -bias * normal / square,
        np.array([-normal[1], normal[0]]) / square**0.5,
    )
    (x, y), (x2, y2) = foot - 9 * along, foot + 9 * along
    return [x, x2], [y, y2]


def mistakes_film(inputs: torch.Tensor, labels: torch.Tensor) -> FuncAnimation:
    """Film the boundary, one mistake in each frame, for at most 30 mistakes."""
    weights = [torch.zeros(3, dtype=torch.float64)]
    ringed = [0]
    for i in [*range(len(inputs))] * 20:
        x, y = inputs[i], labels[i].item()
        if y * float(weights[-1] @ x) <= 0 and len(weights) <= 30:
            weights.append(update(weights[-1], x, y))
            ringed.append(i)
    figure, axes = plt.subplots(figsize=(5, 3.6))
    draw_examples(axes, inputs, labels)
    (old,) = axes.plot([], [], "--", color="0.4", label="old boundary")
    (new,) = axes.plot([], [], "-", color="black", label="new boundary")
    (ring,) = axes.plot([], [], "o", mfc="none", mec="black", ms=12, label="mistake")
    axes.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), xlabel="$x_1$", ylabel="$x_2$")
    axes.set_aspect("equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)

    def show(frame: int) -> list[Artist]:
        k = frame if frame > 0 else len(weights) - 1  # the end first: a static copy
        old.set_data(*boundary_ends(weights[k - 1]))
        new.set_data(*boundary_ends(weights[k]))
        ring.set_data(*inputs[ringed[k], 1:, None].tolist())
        for artist in (old, ring):
            artist.set_visible(frame > 0)
        title = f"mistake {k} of {len(weights) - 1}"
        axes.set_title(title if frame > 0 else f"after {k} mistakes")
        return [old, new, ring]

    show(0)
    figure.draw_without_rendering()  # gives everything its place, once for all frames
    figure.set_layout_engine("none")
    return FuncAnimation(figure, show, frames=len(weights), interval=600, repeat=False)


plane_inputs, plane_labels, _ = draw_trial(30, 3, 0.1, np.random.default_rng(42))
with checks.demonstration():
    animations.show(mistakes_film(plane_inputs, plane_labels))

# %% [markdown]
# Not always: one update raises the product of the ringed example by the square of its norm, and if it was further in the wrong than that, it
# stays wrong for now. With the weights $(-5, 0, 0)$ and $x = (1, 1, 0)$, label $+1$, the product is $-5$, and after the update
# $-5 + 2 = -3$.
#
# ## Exercise 4: the boundary after each epoch
#
# *Medium, about 12 minutes.* Draw the examples in the plane, entry 1 along x and entry 2 along y, and the decision boundary after **each**
# epoch, all in one pair of axes:
#
# - the examples of label $+1$ as markers of one colour, with the name `plus` in the legend; those of label -1 in another colour, with the name `minus`;
# - for row $k \ge 1$ of the history one straight line, with the name `epoch k` (`epoch 1`, `epoch 2`, ...). It is drawn with `axes.plot`, and
#   reaches **at least** from the leftmost to the rightmost example. Row 0 has no boundary;
# - no two lines in the same or nearly the same colour; each lies over those of the epochs before it, and the last one is thicker than all others;
# - the centre of every example within the limits of the axes or on them; they may cut lines off. Both axes have labels.
#
# Two epochs may have the same weights, as the last two of a finished training do: draw both lines.
#
# Return the `Figure`, a new one at each call. With the weights `[-1, 3, -1]` the boundary is $-1 + 3 x_1 - x_2 = 0$, so at $x_1 = 1$ it
# passes through $x_2 = 2$.
#
# <details><summary>Hint</summary>
#
# Solve $w_0 + w_1 x_1 + w_2 x_2 = 0$ for $x_2$, and two values of $x_1$ are enough. Take the limits from the examples with `axes.set_ylim`, since early
# boundaries may be steep. A colour for each of the $n$ epochs: `plt.get_cmap("viridis")(k / n)`.
#
# </details>


# %%
def check_boundaries(
    figure: Figure, inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> None:
    """Check all that the picture of the boundaries must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    points, signs = np.array(inputs.tolist())[:, 1:], np.array(labels.tolist())
    colours = {}
    for sign, name in ((1, "plus"), (-1, "minus")):
        own = points[signs == sign]
        colours[name] = checks.scatter(
            f"the examples of {name}",
            axes,
            own[:, 0],
            own[:, 1],
            name=name,
            joined=False,
            thought="Is it where it belongs in the plane, and under its own name?",
        ).colours
    checks.told_apart("the labels", colours, thought="Two labels, two colours.")
    reach = float(points[:, 0].min()), float(points[:, 0].max())
    lines = dict[str, Curve]()
    for epoch, weights in enumerate(history.tolist()[1:], start=1):
        name = f"epoch {epoch}"
        lines_here = checks.curves(axes)
        fitting = [one for one in lines_here if checks.lies_on(one, weights, reach)]
        checks.true(
            f"a line on the boundary after {name}",
            bool(fitting),
            thought="Straight, where the score is zero, over all the examples?",
        )
        own = [
            one
            for one in fitting
            if checks.name_at("the line", axes, one, thought="A name for each.") == name
        ]
        checks.true(
            f"the name {name!r} in the legend, at the line of this epoch",
            bool(own),
            thought="Row k of the history is epoch k. Does each line have a colour?",
        )
        lines[name] = own[0]
    entries = [name for name, _ in checks.names(axes) if "epoch" in name]
    checks.true(
        "the names of the epochs in the legend",
        set(entries) == set(lines),
        thought="One for each boundary: the zeros before the first epoch have none.",
    )
    checks.told_apart(
        "the boundaries",
        {name: [line.look] for name, line in lines.items()},
        thought="A colour of its own for each epoch.",
    )
    *others, last = lines.values()
    checks.true(
        "the last boundary",
        all(last.look.width > 1.001 * one.look.width for one in others),
        thought="Thicker than all the others, so that one sees where it ends.",
    )
    checks.true(
        "the order of the boundaries",
        all(a.place < b.place for a, b in itertools.pairwise(lines.values())),
        thought="The boundary of each epoch lies over those of the epochs before it.",
    )
    checks.in_view(
        "the examples",
        axes,
        x=points[:, 0],
        y=points[:, 1],
        thought="Do the limits of the axes cut an example off?",
    )


# %% exercise="boundary_figure" task=3
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    """Draw examples in the plane, and the decision boundary after each epoch.

    Args:
        inputs: Examples, shape ``[n, 3]``, float64, with 1 in entry 0. They span a
            rectangle, and no two of them stand at the same place.
        labels: 1.0 or -1.0 for each, shape ``[n]``, float64; both occur.
        history: Weights, shape ``[n_epochs + 1, 3]``, float64, as ``train`` returns
            them, for 1 to 12 epochs. From row 1 on, entry 2 is not 0, and the boundary
            passes through the rectangle.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(6.4, 4))
    draw_examples(axes, inputs, labels)
    low, high = inputs[:, 1].min().item() - 0.1, inputs[:, 1].max().item() + 0.1
    n_epochs = len(history) - 1
    for epoch, (bias, w1, w2) in enumerate(history[1:].tolist(), start=1):
        colour = plt.get_cmap("viridis_r")(epoch / n_epochs)
        heights = [-(bias + w1 * x) / w2 for x in (low, high)]
        width, style = (3.0, "-") if epoch == n_epochs else (1.2, "--")
        (line,) = axes.plot([low, high], heights, style, color=colour, lw=width)
        line.set_label(f"epoch {epoch}")
    margin = 0.1 * (inputs[:, 2].max() - inputs[:, 2].min()).item() + 0.01
    axes.set_ylim(
        inputs[:, 2].min().item() - margin, inputs[:, 2].max().item() + margin
    )
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure
    # END SOLUTION


# %% test="boundary_figure" points=1
def test_boundary_figure() -> None:
    history = torch.tensor(
        [[0, 0, 0], [0, 1, 1], [-1, 3, -1], [-1, 3, -1]], dtype=torch.float64
    )
    for rows in (4, 2):
        arguments = pencil_inputs, pencil_labels, history[:rows]
        with checks.unchanged(
            inputs=pencil_inputs, labels=pencil_labels, history=history
        ):
            figure = checks.figure_of(
                boundary_figure,
                *arguments,
                n_axes=1,
                thought="A figure with one pair of axes, both labelled.",
            )
        check_boundaries(figure, *arguments)


# %% hidden="boundary_figure" points=2
def hidden_boundary_figure() -> None:
    rng = np.random.default_rng(314)
    for n_epochs, n, spread, centre in (
        (1, 2, 1.0, (0.0, 0.0)),
        (2, 9, 20.0, (-70.0, 3.0)),
        (6, 30, 0.1, (2.0, -1.0)),
        (4, 12, 3.0, (0.0, 900.0)),
        (12, 40, 1.0, (5.0, 5.0)),
    ):
        # One in each of n cells of a grid: no two at the same place.
        cells = np.stack(np.divmod(rng.permutation(64)[:n], 8), axis=1)
        points = (cells + rng.uniform(0.1, 0.9, size=(n, 2))) / 4 - 1
        if n_epochs == 12:
            points[7] = 12.0, -9.0  # one stands far off
        points = points * spread + centre
        signs = np.where(np.arange(n) % 3 == 0, -1.0, 1.0)
        history = np.zeros((n_epochs + 1, 3))
        for row in history[1:]:  # each passes near the centre, some of them steeply
            row[1:] = rng.uniform(0.3, 1.0, size=2) * rng.choice([-1, 1], size=2)
            row[1] *= rng.choice([0.1, 1.0, 6.0])
            row[0] = -row[1:] @ (points.mean(axis=0) + spread * rng.normal(size=2) / 20)
            row *= rng.choice([0.02, 1.0, 40.0])
        if n_epochs in (4, 12):
            history[-2] = history[-1]
        if n_epochs in (6, 12):
            history[1] = history[4]
        inputs = torch.tensor(np.column_stack([np.ones(n), points]))
        arguments = inputs, torch.tensor(signs), torch.tensor(history)
        with checks.unchanged(inputs=arguments[0], labels=arguments[1], w=arguments[2]):
            figure = checks.figure_of(
                boundary_figure,
                *arguments,
                n_axes=1,
                thought="A new figure each time, one pair of labelled axes?",
            )
        check_boundaries(figure, *arguments)


# %% [markdown]
# Your own picture of the film above, one line for each epoch. (This cell needs Exercises 1, 3 and 4.)

# %% tags=["demo"] alt="Thirty examples, circles and squares, and the boundary after each epoch. The lines of epochs 1 to 3 leave some examples on the wrong side. That of epoch 4 lies under the thick one of epoch 5, which separates circles from squares."
with checks.demonstration():
    plane_history, plane_mistakes = train(plane_inputs, plane_labels, max_epochs=400)
    boundary_figure(plane_inputs, plane_labels, plane_history[:13])  # 12 epochs
    plt.show()
    plane_widest = widest(plane_inputs, plane_labels)
    plane_bound = mistake_bound(plane_inputs, plane_labels, plane_widest.direction)
    print(f"mistakes in each epoch: {plane_mistakes}, bound {plane_bound:.0f}")
    assert plane_mistakes[-1] == 0 and sum(plane_mistakes) <= plane_bound

# %% [markdown]
# ## A driver's rule, from notes alone
#
# Back to the pole. An observation of CartPole is $s = (x, \dot x, \theta, \dot\theta)$: position and velocity of the cart, angle and angular
# velocity of the pole. A **linear policy** pushes right where $w \cdot s > 0$. So it *is* a perceptron, and its boundary is a
# three-dimensional plane through the space of states. Our driver's weights are $(0.1, 0.3, 1, 1)$. She lets the pole live for 500 steps.
#
# We record her choices (half of all pushes are random, so that she meets trouble) and divide each feature by its spread, as in Part 1.7.
# Moments in which she was nearly undecided have a tiny margin. So we make two sets of notes: all moments, and only those in which
# she was **sure**, at least 0.1 from her boundary. A perceptron learns from each. **Predict** for both: how large is the bound, and how long
# does the pole stand when the pupil drives? (This cell needs Exercises 1 to 3.)


# %% tags=["demo"]
DRIVER = np.array([0.0, 0.1, 0.3, 1.0, 1.0])
"""Weights of the driver's rule: bias, position, velocity, angle, angular velocity."""


def drive(
    weights: np.ndarray, n_episodes: int, noise: float, rng: np.random.Generator
) -> tuple[np.ndarray, list[int]]:
    """Drive CartPole-v1 by a linear policy, and note what was seen.

    Args:
        weights: Bias and four weights, shape ``[5]``.
        n_episodes: Number of episodes.
        noise: Share of the pushes that a coin decides.
        rng: Draws the starts and the coins.

    Returns:
        All observations, shape ``[n_steps, 4]`` (metres, metres per second, radians,
        radians per second), and the return of each episode.
    """
    env = gym.make("CartPole-v1")
    seen, returns = list[np.ndarray](), list[int]()
    for _ in range(n_episodes):
        observation, _ = env.reset(seed=int(rng.integers(2**31)))
        done, n_steps = False, 0
        while not done:
            seen.append(observation.astype(float))
            action = int(weights[0] + weights[1:] @ seen[-1] > 0)
            if noise > 0 and rng.random() < noise:
                action = int(rng.integers(2))
            observation, _, terminated, truncated, _ = env.step(action)
            done, n_steps = terminated or truncated, n_steps + 1
        returns.append(n_steps)
    env.close()
    return np.array(seen), returns


class Pupil(NamedTuple):
    """What came of learning from notes."""

    weights: np.ndarray
    """Bias and weights for observations in their own units, shape ``[5]``."""
    bound: float
    n_mistakes: int
    returns: list[int]


def learn_from_notes(gap: float, n_moments: int, rng: np.random.Generator) -> Pupil:
    """Note the driver's choices, at least ``gap`` from her boundary; learn them."""
    seen = rng.permutation(drive(DRIVER, 15, 0.5, rng)[0])[:n_moments]
    spreads = np.append(1.0, seen.std(axis=0))
    inputs = np.column_stack([np.ones(len(seen)), seen]) / spreads
    scores = inputs @ (DRIVER * spreads) / np.linalg.norm(DRIVER * spreads)
    is_sure = np.abs(scores) > gap
    notes = (
        torch.from_numpy(inputs[is_sure]),
        torch.from_numpy(np.sign(scores[is_sure])),
    )
    bound = mistake_bound(*notes, widest(*notes).direction)
    history, mistakes = train(*notes, max_epochs=5000)
    assert mistakes[-1] == 0 and sum(mistakes) <= bound
    weights = history[-1].numpy() / spreads
    return Pupil(weights, bound, sum(mistakes), drive(weights, 3, 0.0, rng)[1])


def show_pupils(seed: int, n_pupils: int) -> list[Pupil]:
    """Print how pupils do that learn from all moments, and from the sure ones."""
    rng = np.random.default_rng(seed)
    her = drive(DRIVER, 4, 0.0, rng)[1]
    print(f"the driver: mean return {np.mean(her):.0f} of 500 in 4 episodes;", end=" ")
    print(f"{n_pupils} pupils of each kind, 3 episodes each")
    groups = list[list[Pupil]]()
    for name, gap in (("all", 0.0), ("sure", 0.1)):
        pupils = [learn_from_notes(gap, 200, rng) for _ in range(n_pupils)]
        returns = [number for pupil in pupils for number in pupil.returns]
        print(f"{name:4} moments: mean return {np.mean(returns):.0f} of 500", end=", ")
        print("bounds", [round(pupil.bound) for pupil in pupils], end=", ")
        print("mistakes", [pupil.n_mistakes for pupil in pupils])
        assert np.mean(returns) > 400
        groups.append(pupils)
    everything, sure = groups
    for one in (*everything, *sure):
        both = one.weights @ DRIVER
        lengths = np.linalg.norm(one.weights) * np.linalg.norm(DRIVER)
        assert both / lengths < 0.999999  # the cosine of the angle between the rules
    assert max(one.bound for one in sure) < min(one.bound for one in everything)
    mean_mistakes = [np.mean([one.n_mistakes for one in group]) for group in groups]
    assert mean_mistakes[1] < mean_mistakes[0]
    assert np.mean(her) == 500
    return sure


with checks.demonstration():
    sure_pupils = show_pupils(seed=34, n_pupils=3)

# %% [markdown]
# What to see: two hundred notes are enough to drive. The bound for all moments has five digits and more, since somewhere in them
# is a moment with almost no margin; the mistakes are far fewer. Without the undecided moments the bound falls by orders of magnitude, and the mistakes fall
# with it.
#
# A slice through the space of states shows the two boundaries, here at $x = 0$ and $\dot x = 0$.


# %% tags=["demo"] alt="The plane of angle and angular velocity. The driver's boundary falls from upper left to lower right through the origin. The boundaries of three pupils lie close to it, shifted and turned a little."
def slice_figure(pupils: list[Pupil]) -> Figure:
    """Draw the boundaries of the driver and of her pupils at x = 0, velocity 0."""
    figure, axes = plt.subplots(figsize=(6, 3.6))
    angles = np.array([-0.21, 0.21])
    for number, pupil in enumerate(pupils):
        bias, _, _, w_angle, w_velocity = pupil.weights
        heights = -(bias + w_angle * angles) / w_velocity
        name = f"{len(pupils)} pupils" if number == 0 else None
        axes.plot(angles, heights, "--", color=plots.PALETTE[1], label=name)
    axes.plot(angles, -angles, color="black", linewidth=3, label="driver")
    axes.set(xlabel="angle (rad)", ylabel="angular velocity (rad/s)", ylim=(-0.8, 0.8))
    axes.text(0.12, 0.4, "push right")
    axes.text(-0.18, -0.5, "push left")
    axes.legend()
    return figure


with checks.demonstration():
    slice_figure(sure_pupils)
    plt.show()

# %% [markdown]
# None of them found *her* boundary. The perceptron stops at the first boundary without a mistake, and many have none. Note also what made this easy:
# somebody told the pupil at every moment what the right push was. A reinforcement learner has no such notes, only rewards. How it finds a policy
# without a driver is the subject of Part 5.5 (REINFORCE).
#
# ## Four points that no line separates
#
# XOR, "either, or, but not both": the corners of a square, where the label is $+1$ if exactly one of the two inputs is 1.
#
# $$(0, 0) \to -1, \quad (0, 1) \to +1, \quad (1, 0) \to +1, \quad (1, 1) \to -1 .$$
#
# With the constant 1 in front, the sum of all $y_i\,x_i$ is
# $-(1, 0, 0) + (1, 0, 1) + (1, 1, 0) - (1, 1, 1) = (0, 0, 0)$. So with equal shares of $\tfrac14$ the average is zero, and by **Lemma 3 no
# unit vector has a margin above 0**: no line separates them. That is the whole proof.
#
# What does the perceptron do? It cannot have an epoch without a mistake, for then its weights would separate the data. So it goes on for ever. But how?
# **Predict** the weights after the first epoch. (This cell needs Exercises 1 and 3.)

# %%
XOR_INPUTS = torch.tensor(
    [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]], dtype=torch.float64
)
XOR_LABELS = torch.tensor([-1, 1, 1, -1], dtype=torch.float64)


# %% tags=["demo", "nbval-check-output"]
def show_cycle() -> None:
    """Print XOR's first epoch example by example, and try all 24 orders."""
    xor = widest(XOR_INPUTS, XOR_LABELS)
    shares = [round(share, 6) for share in xor.shares.tolist()]
    print("shares", shares, "largest margin", xor.margin)
    assert check_certificate(XOR_INPUTS, XOR_LABELS) == 0.0
    weights = torch.zeros(3, dtype=torch.float64)
    for x, y in zip(XOR_INPUTS, XOR_LABELS.tolist(), strict=True):
        assert y * float(weights @ x) <= 0
        weights = update(weights, x, y)
        print(
            f"after {x[1:].int().tolist()}: mistake, weights {weights.int().tolist()}"
        )
    n_standing = 0
    for order in itertools.permutations(range(4)):
        history, mistakes = train(XOR_INPUTS[[*order]], XOR_LABELS[[*order]], 60)
        assert len(mistakes) == 60 and min(mistakes) >= 1
        n_standing += bool((history[1:] == history[1]).all())
    print(f"{n_standing} of 24 orders: after each epoch the weights are the same")
    assert n_standing == 24


with checks.demonstration():
    show_cycle()

# %% [markdown]
# All four examples are mistakes, and together they bring the weights **back to zero**. The second epoch must therefore be the first one once more,
# and so must all that follow: what the perceptron does next depends on its weights and on nothing else. It runs in a circle. And
# in *every* order of the four points the weights at the ends of the epochs stand still. Whoever looks only there would say
# that learning has come to its end, while in each epoch there are mistakes. **Weights that no longer change from epoch to epoch are no sign of
# success; an epoch without a mistake is.**
#
# On other data the circle may be longer. Here are twenty random sets of six examples with whole numbers that no line separates (each with its
# certificate). After how many epochs do the weights come back to a place where they were before? (This cell needs Exercise 3.)


# %% tags=["demo"]
def period(history: torch.Tensor) -> int:
    """Return after how many epochs the last weights of a history come again.

    Raises:
        ValueError: They were not there before.
    """
    for length in range(1, len(history)):
        if torch.equal(history[-1], history[-1 - length]):
            return length
    raise ValueError(f"the last of {len(history)} weights did not occur before")


def show_periods(n_sets: int, seed: int) -> None:
    """Print the periods of random sets that are not separable, and the longest norm."""
    rng = np.random.default_rng(seed)
    periods, lengths = list[int](), list[float]()
    while len(periods) < n_sets:
        inputs = torch.ones(6, 3, dtype=torch.float64)
        inputs[:, 1:] = torch.from_numpy(rng.integers(-2, 3, size=(6, 2)))
        labels = torch.from_numpy(rng.choice([-1.0, 1.0], size=6))
        if check_certificate(inputs, labels) == 0.0:
            history, mistakes = train(inputs, labels, max_epochs=100)
            assert len(mistakes) == 100 and min(mistakes) >= 1
            periods.append(period(history))
            lengths.append(history.norm(dim=1).max().item())
    print(f"{n_sets} of {n_sets} sets run in a circle, of {min(periods)} to", end=" ")
    print(f"{max(periods)} epochs; no weights longer than {max(lengths):.1f}")
    assert max(periods) < 50 and max(lengths) < 40


with checks.demonstration():
    show_periods(20, seed=35)

# %% [markdown]
# All of them do. There is a theorem behind it (Block and Levin, 1970): on finitely many examples the weights stay within some bound for ever, separable or
# not. If all inputs are whole numbers, so are the weights. Within a bound there are only finitely many of these, so one must come again; and
# from then on everything repeats. Nothing blows up, and nothing converges.
#
# ## Exercise 5: the pocket
#
# *Medium, about 10 minutes.* Real notes hold contradictions, and then the last weights are as good or bad as chance will have it. Gallant's
# remedy: keep the **best weights so far** in your pocket. (His first version prefers weights that survive long; ours is the one that he calls
# the ratchet: it counts on all data.)
#
# Begin with zero weights, in the pocket too. Run `n_epochs` epochs in the given order. **After each update**, count how many of **all**
# examples the new weights get wrong ($y\,(w \cdot x) \le 0$). If these are **fewer** than with the weights in the pocket, the new ones go into the
# pocket; of equals, the earlier ones stay. The perceptron itself goes on from its own weights, not from those in the pocket. Return the weights in the
# pocket, as a new tensor, and the number of examples that they get wrong.
#
# For XOR and one epoch or more, the pocket ends with the weights `[-1, 0, 0]`, which get 2 of 4 wrong. They are the first that do: the zero
# weights get all 4 wrong, and after the other three updates 3, 2 and 4 are wrong.
#
# <details><summary>Hint</summary>
#
# `n_wrong` counts for you. Compare after an update only; without one, nothing is new.
#
# </details>


# %%
def n_wrong(weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor) -> int:
    """Return how many examples the weights get wrong; a score of 0 is wrong.

    Args:
        weights: Shape ``[d]``.
        inputs: Examples, shape ``[n, d]``.
        labels: 1.0 or -1.0 for each, shape ``[n]``.
    """
    return int((labels * (inputs @ weights) <= 0).sum())


# %%
def check_pocket(found: object, weights: list[float], count: int, thought: str) -> None:
    """Check what a run with a pocket returned. (The tests call it.)"""
    pair = checks.instance("the result", found, tuple, thought="Two things: a tuple.")
    checks.equal("the number of results", len(pair), 2, thought="Weights and a count.")
    shape = (len(weights),)
    kind = "A vector in the dtype of the inputs."
    best = checks.tensor("it", pair[0], shape=shape, dtype=torch.float64, thought=kind)
    checks.close(
        "the weights in the pocket",
        best,
        weights,
        thought=thought,
        rtol=1e-9,
        atol=1e-12 * max(map(abs, weights)),
    )
    number = checks.instance("the count", pair[1], int, thought="A whole number.")
    checks.equal("the number of wrong examples", number, count, thought=thought)


# %% exercise="pocket" task=4
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    """Run the perceptron, and return the best weights that it ever had.

    Args:
        inputs: Examples, shape ``[n, d]``, float64, on the CPU; ``n`` is at least 1.
        labels: 1.0 or -1.0 for each, shape ``[n]``, float64.
        n_epochs: Number of epochs, at least 0.

    Returns:
        The first weights that get the fewest examples wrong, shape ``[d]``, float64,
        and how many these are.
    """
    # BEGIN SOLUTION
    weights = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = weights, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist(), strict=True):
            if y * (weights @ x) <= 0:
                weights = update(weights, x, y)
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
    return best, fewest
    # END SOLUTION


# %% test="pocket" points=1
def test_pocket() -> None:
    for inputs, labels, n_epochs, weights, count, thought in (
        (XOR_INPUTS, XOR_LABELS, 1, [-1.0, 0.0, 0.0], 2, "XOR, one epoch."),
        (XOR_INPUTS, XOR_LABELS, 8, [-1.0, 0.0, 0.0], 2, "Of equals, the earlier."),
        (XOR_INPUTS, XOR_LABELS, 0, [0.0, 0.0, 0.0], 4, "Zeros get all wrong."),
        (pencil_inputs, pencil_labels, 5, [-1.0, 3.0, -1.0], 0, "At last, none."),
    ):
        with checks.unchanged(inputs=inputs, labels=labels):
            found = checks.attempt(pocket, inputs, labels, n_epochs)
        check_pocket(found, weights, count, thought)


# %% hidden="pocket" points=3
def hidden_pocket() -> None:
    def run(
        x: np.ndarray, y: np.ndarray, n_epochs: int
    ) -> tuple[list[float], int, float]:
        """The pocket, its count, and the score nearest to 0 (after the start)."""
        w = best = np.zeros(x.shape[1])
        fewest, closest = len(x), math.inf
        for i in [*range(len(x))] * n_epochs:
            if np.dot(w, x[i]) * y[i] <= 0:
                w = w + y[i] * x[i]
                scores = y * (x @ w)
                closest = min(closest, np.abs(scores).min())
                wrong = int((scores <= 0).sum())
                if wrong < fewest:
                    best, fewest = w, wrong
        return [float(number) for number in best], fewest, closest

    rng = np.random.default_rng(315)
    data = list[tuple[np.ndarray, np.ndarray, int]]()
    for n, d in ((1, 1), (1, 3), (5, 2), (8, 3), (8, 3), (20, 3), (25, 6), (4, 50)):
        for n_epochs in (0, 1, 2, 10, 10):
            x = rng.integers(-4, 5, size=(n, d))
            x[:, 0] = 1
            y = np.where(x @ rng.integers(-3, 4, size=d) > 0, 1, -1)
            if n_epochs > 1:
                y[rng.random(n) < 0.2] *= -1
            data.append((x, y, n_epochs))
        closest = 0.0
        while closest < 1e-9:  # no whole numbers, and no score that rounding decides
            x = rng.normal(size=(n, d)) * 3.0 ** rng.integers(-2, 3, size=(n, 1))
            y = np.where(x @ rng.normal(size=d) > 0, 1, -1)
            closest = run(x, y, 5)[2]
        data.append((x, y, 5))
    # The second example stays wrong after its update, which puts the third one right.
    x = np.array([[4, 0], [1, -1], [0, 1]])
    data += [(x, np.array([1, -1, 1]), n_epochs) for n_epochs in (1, 2, 3)]
    # A narrow margin: the last mistake is put right after more than a hundred epochs.
    data.append((np.array([[150, 1], [149, -1]]), np.array([1, -1]), 200))
    # Small and large numbers, and a score of 1 between large terms.
    data += [(2.0**k * x, y, n) for x, y, n in data[:20:3] for k in (-100, -20, 20)]
    data.append((np.array([[2**30 + 1, 1], [1, -(2**30)]]), np.array([1, 1]), 1))
    # One wrong of n, where 1 / n times n is less than 1.
    for n in (49, 98, 103):
        data.append((np.ones((n, 1)), np.where(np.arange(n) == n - 2, -1, 1), 1))
    for x, y, n_epochs in data:
        inputs = torch.tensor(x, dtype=torch.float64)
        labels = torch.tensor(y, dtype=torch.float64)
        with checks.unchanged(inputs=inputs, labels=labels):
            found = checks.attempt(pocket, inputs, labels, n_epochs)
        check_pocket(
            found,
            *run(x, y, n_epochs)[:2],
            "After each update, on all the data, strictly fewer, and on from the "
            "perceptron's own weights?",
        )
    for n_epochs in (0, 2):
        checks.true(
            "the weights are a new tensor",
            checks.returns_new_tensors(pocket, XOR_INPUTS, XOR_LABELS, n_epochs),
            thought="Is the pocket filled afresh at each call?",
        )


# %% [markdown]
# Now a hundred examples of which ten carry the wrong label. The vector that made the labels gets exactly these ten wrong. What do the
# perceptron's weights get wrong, after each of its updates, and what those in the pocket? (This cell needs Exercises 1, 3 and 5.)


# %% tags=["demo"] alt="Number of wrong examples of 100 against the update. The weights of the perceptron jump up and down for ever, between about 10 and 90. Those in the pocket fall to about 10 within a few updates, and stay there."
def draw_noisy(n: int, n_flipped: int, rng: np.random.Generator) -> Trial:
    """Draw a separable set in the plane, and flip the labels of a few."""
    inputs, labels, direction = draw_trial(n, 3, 0.1, rng)
    labels[torch.from_numpy(rng.permutation(n)[:n_flipped])] *= -1
    return Trial(inputs, labels, direction)


def noisy_figure(data: Trial, n_epochs: int) -> Figure:
    """Draw the number of wrong examples after each update, now and in the pocket."""
    weights = torch.zeros(3, dtype=torch.float64)
    counts = [len(data.inputs)]
    for i in [*range(len(data.inputs))] * n_epochs:
        x, y = data.inputs[i], data.labels[i].item()
        if y * float(weights @ x) <= 0:
            weights = update(weights, x, y)
            counts.append(n_wrong(weights, data.inputs, data.labels))
    figure, axes = plt.subplots(figsize=(6.4, 3.4))
    axes.plot(counts, linewidth=0.8, color=plots.PALETTE[1], label="the weights now")
    fewest = np.minimum.accumulate(counts)
    axes.plot(fewest, linewidth=2.5, color=plots.PALETTE[0], label="in the pocket")
    axes.axhline(10, color="black", linestyle=":", label="wrong labels")
    axes.set(xlabel="update", ylabel="wrong examples of 100", ylim=(0, 135))
    axes.legend()
    assert fewest[-1] == pocket(data.inputs, data.labels, n_epochs)[1]
    assert max(counts[-50:]) > fewest[-1] + 5
    return figure


def show_noisy(n_sets: int, seed: int) -> None:
    """Print the means over several sets: the last weights against the pocket's."""
    rng = np.random.default_rng(seed)
    last, kept = list[int](), list[int]()
    for _ in range(n_sets):
        inputs, labels, direction = draw_noisy(100, 10, rng)
        assert n_wrong(direction, inputs, labels) == 10
        history, mistakes = train(inputs, labels, max_epochs=10)
        last.append(n_wrong(history[-1], inputs, labels))
        kept.append(pocket(inputs, labels, 10)[1])
        assert mistakes[-1] > 0 and kept[-1] <= last[-1]
    print(
        f"wrong of 100, mean of {n_sets} sets: last weights {np.mean(last):.1f}",
        end=", ",
    )
    print(f"pocket {np.mean(kept):.1f}; worst of the sets: {max(last)} and {max(kept)}")
    assert np.mean(kept) + 3 < np.mean(last)


with checks.demonstration():
    noisy_figure(draw_noisy(100, 10, np.random.default_rng(36)), n_epochs=10)
    plt.show()
    show_noisy(n_sets=12, seed=36)

# %% [markdown]
# What to see: the thin line never comes to rest; the thick one can only fall, and ends about where the best line there is can be expected. The last
# weights are a matter of luck, and luck is what the pocket takes out. (The same care is needed in reinforcement learning: the last network
# of a training run need not be the best. But mind what a pocket is measured on: here it is the training data themselves. Part 3.7 uses a
# set of its own for that.)

# %% [markdown]
# One thing the pocket cannot do: hold what the perceptron never had. A line gets three of XOR's four points right. In our fixed orders the
# perceptron never meets such a line, for it always runs in the same circle. Gallant draws the examples **at random**, and then every
# line has its chance. (This cell needs Exercises 1 and 5.)


# %% tags=["demo"]
def fewest_at_random(n_draws: int, rng: np.random.Generator) -> int:
    """Return the fewest wrong points of XOR, with points drawn at random."""
    weights, fewest = torch.zeros(3, dtype=torch.float64), 4
    for i in rng.integers(4, size=n_draws).tolist():
        new = update(weights, XOR_INPUTS[i], XOR_LABELS[i].item())
        if not torch.equal(new, weights):
            fewest = min(fewest, n_wrong(new, XOR_INPUTS, XOR_LABELS))
        weights = new
        if fewest == 1:  # no line does better
            break
    return fewest


def show_random_order(n_runs: int, seed: int) -> None:
    """Print how many points of XOR the best weights get wrong, in both ways."""
    three_right = torch.tensor([-0.5, 1.0, 1.0], dtype=torch.float64)
    assert n_wrong(three_right, XOR_INPUTS, XOR_LABELS) == 1
    orders = [[*order] for order in itertools.permutations(range(4))]
    fixed = [pocket(XOR_INPUTS[o], XOR_LABELS[o], 20)[1] for o in orders]
    print(f"24 fixed orders: {min(fixed)} wrong in the best of them", end="; ")
    rng = np.random.default_rng(seed)
    drawn = [fewest_at_random(1500, rng) for _ in range(n_runs)]
    print(f"random draws: 1 wrong in {drawn.count(1)} of {n_runs} runs")
    assert min(fixed) == 2 and min(drawn) == 1 and drawn.count(1) >= n_runs - 1


with checks.demonstration():
    show_random_order(8, seed=38)

# %% [markdown]
# ## Exercise 6: when there is no line
#
# *Written answer, about 8 minutes.* Three or four sentences each will do.
#
# 1. In your notes of the driver one and the same observation stands twice, once with "left" and once with "right". What happens in each epoch of the
#    training, and why? Which step of the proof of Lemma 2 is lost, and what is left of the proof?
# 2. A friend trains on whole numbers. After epochs 7 and 12 she finds exactly the same weights, and there were mistakes in every epoch. What will
#    she find after epoch 17, and after a million epochs? Why can she be certain without running on, and what does she know about her data?
# 3. She decides to stop after 100 epochs and to use the last weights. Why is that a poor choice? Name one remedy that keeps to a line, and
#    one that would let a perceptron solve XOR without a mistake.

# %% [markdown] answer="why_no_line" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** (1) No epoch is without a mistake. In an epoch without one the weights would stay as they are from its beginning to its end, and so would
# the score of this observation. One number cannot be below 0 for "left" and above 0 for "right". So there is a mistake in every epoch, here or
# elsewhere, and the training never stops by itself. The proof needs a unit vector $u$ with a margin $\gamma > 0$, and there is none, since $y\,(u \cdot x)$
# has opposite signs for the two. So the weights need not turn towards anything: $u \cdot w_k \ge k\gamma$ is lost.
# What is left is $\lVert w_k \rVert^2 \le k R^2$, which holds at every mistake, but alone bounds no number of mistakes. (2) What an epoch does depends on nothing but
# the weights at its start, as the examples and their order are the same. So from epoch 12 on everything repeats what followed epoch 7, with a period
# of 5 epochs or a divisor of it: after epoch 17 the weights are those of epochs 7 and 12. After a million epochs they are those after epoch 10,
# since $1\,000\,000 - 10$ is a multiple of 5; she still makes mistakes. She knows that her data are not separable: on separable data the mistakes come to an end
# (Lemma 2), and in a circle with mistakes they never do. (3) The weights run in a circle, and
# the last ones are whatever part of it they happen to be in: they may get many more examples wrong than others on the way, for the last update looked at one example
# only. A remedy with a line: the pocket. A remedy for XOR: another feature, for example the product $x_1 x_2$, with
# which the four points are separable; or a layer of several units in front, as in Part 3.2.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Half: a mistake in every epoch, since weights that stay as they are give one score, which cannot have both signs. Half: there is no margin above 0, so that
#   $u \cdot w_k \ge k \gamma$ is lost, while the bound on the norm stays.
# - Half: the same weights after epoch 17, and for ever in a circle (for the million: those of epoch 10, or "one of five"). Half: since an epoch depends on its first weights alone; and
#   the data are not separable.
# - Half: the last weights are an arbitrary point of the circle, and may be far worse than others. Half: the pocket (or an average of the weights, or a smooth loss), and a further
#   feature or a hidden layer for XOR.
# ### END SOLUTION

# %% [markdown]
# One more feature can be enough for XOR: give the perceptron the product $x_1 x_2$ as a fourth number. **Predict** its mistakes, then run.
# (This cell needs Exercises 2 and 3.)

# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    product = XOR_INPUTS[:, 1:2] * XOR_INPUTS[:, 2:]
    richer = torch.cat([XOR_INPUTS, product], dim=1)
    richer_margin = check_certificate(richer, XOR_LABELS)
    richer_bound = mistake_bound(
        richer, XOR_LABELS, widest(richer, XOR_LABELS).direction
    )
    richer_history, richer_mistakes = train(richer, XOR_LABELS, max_epochs=100)
    print(
        f"XOR with x1 x2: margin {richer_margin:.3f}, bound {richer_bound:.0f},",
        end=" ",
    )
    print(f"mistakes {richer_mistakes}, weights {richer_history[-1].int().tolist()}")
    assert richer_mistakes[-1] == 0 and sum(richer_mistakes) <= richer_bound

# %% [markdown]
# ## Summary and outlook
#
# - A perceptron answers with the sign of $w \cdot x$, and at a mistake adds $y\,x$ to its weights. A score of 0 is a mistake.
# - On separable data it makes at most $(R/\gamma)^2$ mistakes: in 60 of 60 trials, where the mistakes were at most 51 percent of the bound, and
#   half of them below 11. Neither the number of examples nor that of dimensions is in the bound. A table of $n$ states meets it: $n$ mistakes.
# - The largest margin is the length of the shortest average of the vectors $y_i\,x_i$. If that is zero, no line separates the data.
# - A linear policy is such a boundary. From the driver's notes three pupils of three learned to hold the pole for 500 steps. Without the moments in which she
#   was undecided, the bound fell from 77,372 or more to 3,323 or less, and the mistakes from 128 or more to 44 or less.
# - On XOR, in all 24 orders, the weights at the ends of the epochs are the same, and every epoch has mistakes. Twenty random sets without a line ran in circles of
#   1 to 8 epochs.
# - With ten wrong labels in a hundred, the last weights got 24.8 wrong on average, those in the pocket 10.4. One product of features makes XOR
#   separable: no mistake was left in the twelfth epoch.
#
# **Next**: Part 3.2 puts a layer of several units in front, which finds such features by itself. Its units need a slope where the perceptron has
# a step, and its loss is smooth, as that of Part 2.6 (logistic regression) is. There is no bound on the mistakes any more: that is the price of a
# boundary that bends.
#
# **Further reading**: Freund and Schapire, *Large Margin Classification Using the Perceptron Algorithm* (1999), whose perceptron lets all its
# former weights vote; Barto, Sutton and Anderson, *Neuronlike Adaptive Elements That Can Solve Difficult Learning Control Problems* (1983), where a unit of
# this kind learns to balance the pole from failures alone.
