# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.3: Vector operations: addition, scaling, dot product"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# Part 1.2 kept a pole upright with one rule: add the pole's angle and its angular velocity, and push to the side of the sum. What does such
# a rule *do* with the numbers that it sees? It multiplies each by a weight, here 1 and 1, adds up, and looks at the sign. That is a
# **dot product**, and you will meet it in every chapter of this course. A return is one: rewards times discounts, added up. A linear value
# estimate is one. A neural network is a few million of them.
#
# Three operations carry all that follows: add vectors, scale them, and take their dot product. Each is a line of code, and each is a
# picture. The question of this part is what the pictures say. In particular: *which observations does a linear rule treat alike?*
#
# **After this part you can**
#
# - add and scale vectors, and draw both as arrows;
# - compute a dot product by hand and with PyTorch's own `@`;
# - read off from the sign of a dot product whether two arrows point to the same side, and draw the line along which a linear rule changes its
#   mind;
# - write a return as a dot product of rewards and discounts.
#
# **You need** Parts 1.1 and 1.2. From school, Pythagoras.
#
# **Time** about 20 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), sections 1.1 and 1.2; Sutton and Barto, *Reinforcement Learning:
# An Introduction* (2nd edition, 2018), section 3.3 for returns and section 9.4 for linear methods.

# %%
import ast
import math
from collections.abc import Sequence
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.figures import controls, plots, vectors

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# Let $a = (a_0, \dots, a_{n-1})$ and $b = (b_0, \dots, b_{n-1})$ be vectors of the same length, and $c$ a number.
#
# - **Addition** works entry by entry: $(a + b)_i = a_i + b_i$. As arrows: put the tail of $b$ at the tip of $a$. The sum is the arrow from
#   the tail of $a$ to the tip of $b$: go one way, then the other.
# - **Scaling** multiplies each entry: $(c\,a)_i = c\, a_i$. The arrow becomes $|c|$ times as long; it keeps its direction for $c > 0$ and
#   turns around for $c < 0$. The difference $a - b$ is $a + (-1)\, b$, the arrow from the tip of $b$ to the tip of $a$.
# - The **dot product** multiplies entry by entry and adds up. It is a scalar:
#
# $$a \cdot b = \sum_{i=0}^{n-1} a_i\, b_i .$$
#
# It does not matter which comes first, $a \cdot b = b \cdot a$, and it may be taken apart,
# $a \cdot (b + c\,d) = a \cdot b + c\,(a \cdot d)$ for any further vector $d$: write out the sums, and both are rules of school for each
# entry.
#
# By Pythagoras, the square of an arrow's length is the sum of the squares of its entries. So it is the dot product of the vector with
# itself: $\lVert a \rVert^2 = a \cdot a$.
#
# **Lemma.** Two arrows that are not zero stand at a right angle exactly when their dot product is zero. It is positive when the angle
# between them is smaller than that, and negative when it is larger.
#
# *Proof.* Take the dot product apart:
#
# $$\lVert a - b \rVert^2 = (a - b) \cdot (a - b) = \lVert a \rVert^2 + \lVert b \rVert^2 - 2\, a \cdot b .$$
#
# If one arrow is a multiple of the other, $b = c\,a$, then $a \cdot b = c \lVert a \rVert^2$ has the sign of $c$. Otherwise $a$, $b$ and
# $a - b$ are the sides of a triangle, and the angle between $a$ and $b$ lies opposite to $a - b$. By Pythagoras and its converse, it is a right one exactly when $\lVert a - b \rVert^2 = \lVert a \rVert^2 + \lVert b \rVert^2$, that is, when $a \cdot b = 0$.
# With the lengths of $a$ and $b$ fixed, a smaller angle makes the side opposite to it shorter, so that $a \cdot b$ must be positive; a
# larger one makes it longer, and $a \cdot b$ negative. $\blacksquare$
#
# In pseudocode, the way in which a computer adds a dot product up:
#
# ```text
# Dot product of a and b
# 1  if a and b are not equally long: refuse
# 2  total ← 0
# 3  for i = 0, 1, ..., n - 1:
# 4      total ← total + a[i] * b[i]
# 5  return total
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $a$, $b$ | vectors of the same length | `a`, `b` | `(n,)` | the same for both |
# | $c$ | a number that scales | `factor` | plain number | `int` or `float` |
# | $a + b$ | sum | `a + b` | `(n,)` | that of `a` |
# | $c\,a$ | scaled vector | `factor * a` | `(n,)` | see Exercise 2 |
# | $a \cdot b$ | dot product | `a @ b`, `torch.dot(a, b)` | `()` | that of `a` |
# | $R_t$, $\gamma^k$ | rewards, discounts | `rewards`, `discounts` | `(T,)` | `float32` |
# | $w$ | weights of a linear rule | `weights` | `(n,)` | `float32` |
#
# **Predict, then run.** Which of these are errors, and what shape do the others have?
#
# ```python
# A: torch.ones(3) + torch.ones(3)        D: torch.ones(3) @ torch.ones(3)
# B: torch.ones(3) * torch.ones(3)        E: torch.ones(3) @ torch.ones(1)
# C: torch.ones(3) * torch.ones(1)        F: torch.ones(3) @ torch.ones(3).long()
# ```


# %% tags=["demo", "nbval-check-output"]
def show_products() -> None:
    """Print the shape of each of A to F, or that it is an error."""
    three, one = torch.ones(3), torch.ones(1)
    for name, operation, left, right in (
        ("A", "+", three, three),
        ("B", "*", three, three),
        ("C", "*", three, one),
        ("D", "@", three, three),
        ("E", "@", three, one),
        ("F", "@", three, three.long()),
    ):
        try:
            result = {
                "+": torch.add,
                "*": torch.mul,
                "@": torch.matmul,
            }[operation](left, right)
            print(f"{name}: shape {tuple(result.shape)}")
        except RuntimeError:
            print(f"{name}: an error")


show_products()

# %% [markdown]
# What to see: `*` is *not* the dot product (B): it keeps all the products apart. And where `+` and `*` stretch a vector of one entry to any
# length without a word (C), `@` insists on equal lengths (E) and on equal dtypes (F). That strictness is a gift. A vector of the wrong
# length is nearly always a mistake.

# %% [markdown]
# ## What the sign says
#
# Two arrows: $a = (2, 1)$ stays where it is, and $b$, of length 2, turns with the slider. Before you move it, guess at which angles the dot
# product is zero. Where is it largest? (Without a slider you see an angle of 60 degrees.)


# %% tags=["demo"] alt="Two arrows from the origin, a to (2, 1) and b of length 2 at an angle of 60 degrees; their dot product is 3.73. A shaded half of the plane, bounded by the line through the origin at a right angle to a, shows where it is positive; b lies in it."
def arrow(axes: Axes, head: Sequence[float], colour: str, label: str) -> None:
    """Draw an arrow from the origin, with its name at the tip."""
    vectors.arrow(axes, head, colour=colour)
    axes.text(1.15 * head[0], 1.15 * head[1], label, color=colour, ha="center")


def sign_figure(degrees: int) -> Figure:
    """Draw a = (2, 1) and an arrow b of length 2, and show their dot product."""
    a = torch.tensor([2.0, 1.0])
    angle = torch.deg2rad(torch.tensor(float(degrees)))
    b = 2 * torch.stack([angle.cos(), angle.sin()])
    figure, axes = plt.subplots(figsize=(4.6, 4.2))
    x = np.array([-3.0, 3.0])
    axes.fill_between(x, -2 * x, 6, color=plots.PALETTE[4], alpha=0.2)
    axes.plot(x, -2 * x, color="grey", linestyle="--", linewidth=1)
    axes.text(2.95, -2.5, "positive side", color="0.3", ha="right")
    arrow(axes, a.tolist(), plots.PALETTE[0], "a")
    arrow(axes, b.tolist(), plots.PALETTE[1], "b")
    axes.set(xlim=(-3, 3), ylim=(-3, 3), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.set_title(f"b at {degrees} degrees: a · b = {(a @ b).item():.2f}")
    return figure


controls.interactive_figure(
    sign_figure, degrees=controls.slider(0, 360, 5, 60, "direction of b (degrees)")
)

# %% [markdown]
# The dashed line stands at a right angle to $a$. On it the dot product is zero, on the shaded side it is positive, on the other one
# negative; it is largest where $b$ points in the direction of $a$. The lemma holds beyond two dimensions, too: two arrows and their
# difference always lie in one plane, and the identity in the proof is true for any number of entries. Here it is tried with seven.

# %% tags=["demo"]
generator = torch.Generator().manual_seed(3)
first, second = torch.randn(2, 1000, 7, generator=generator, dtype=torch.float64)
gaps = [
    abs((a - b) @ (a - b) - (a @ a + b @ b - 2 * (a @ b))).item()
    for a, b in zip(first, second, strict=True)
]
print(f"both sides of the identity differ by {max(gaps):.0e} at most in 1000 pairs")
assert max(gaps) < 1e-12

# %% [markdown]
# ## Exercise 1: a walk is a sum
#
# *Easy, about 10 minutes.* An agent stands at a place in the plane (or in space: a vector of any length) and makes moves, each a vector
# that is added to where it is. Return all the places, the start included: row 0 is the start, row $k$ the place after $k$ moves.
#
# What shape does the result have for $n$ moves in a space of $d$ dimensions? From $(1, 1)$ with the moves $(2, 0)$ and $(0, -3)$, it is
# `[[1, 1], [3, 1], [3, -2]]`: shape `(3, 2)`.
#
# - Start and moves have the same dtype, perhaps `int32`; so has the result.
# - There may be no move at all: shape `(1, d)`. There may be thousands.
# - The start and the moves belong to the caller: they stay as they are, and the result is a new tensor.
#
# <details><summary>Hint</summary>
#
# A list of places, and a loop: the next place is the last one plus the move. `torch.stack` makes a table of the list. If all rows of your
# table are alike: `place += move` changes the very tensor that is already in the list; `place = place + move` makes a new one.
#
# </details>


# %% exercise="walk" task=1
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    """Return every place of a walk.

    Args:
        start: The first place, shape ``[d]``: float32, float64, int32 or int64, on the
            CPU.
        moves: What is added at each step, shape ``[n, d]``, dtype of ``start``; ``n``
            may be 0.

    Returns:
        The places, shape ``[n + 1, d]``, dtype of ``start``.
    """
    # BEGIN SOLUTION
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    return torch.stack(places)
    # END SOLUTION


# %% test="walk" points=1
def test_walk() -> None:
    for start, moves, expected in (
        (torch.tensor([1, 1]), [[2, 0], [0, -3]], [[1, 1], [3, 1], [3, -2]]),
        (torch.tensor([0.5]), [[1.0], [0.0], [-4.0]], [[0.5], [1.5], [1.5], [-2.5]]),
        (torch.tensor([1.0, 2.0, 3.0]), [], [[1.0, 2.0, 3.0]]),
    ):
        steps = torch.tensor(moves, dtype=start.dtype).reshape(-1, len(start))
        with checks.unchanged(start=start, moves=steps):
            places = checks.attempt(walk, start, steps)
        what = f"the places from {start.tolist()} with the moves {moves}"
        places = checks.tensor(
            what,
            places,
            shape=(len(moves) + 1, len(start)),
            dtype=start.dtype,
            thought="One row for each place, the start included, in the start's dtype.",
        )
        thought = "Each place is the one before plus the move. Are all rows alike?"
        checks.close(what, places, expected, thought=thought)
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(walk, start, steps),
            thought="What happens to the start if somebody changes your result?",
        )


# %% hidden="walk" points=2
def hidden_walk() -> None:
    def compare(start: torch.Tensor, moves: torch.Tensor) -> None:
        with checks.unchanged(start=start, moves=moves):
            places = checks.attempt(walk, start, moves)
        places = checks.tensor(
            "the places",
            places,
            shape=(len(moves) + 1, len(start)),
            dtype=start.dtype,
            thought="Is there a row for each place, in the start's dtype, always?",
        )
        sums = [[Fraction(number) for number in start.tolist()]]
        for row in moves.tolist():
            steps = zip(sums[-1], row, strict=True)
            sums.append([place + Fraction(step) for place, step in steps])
        thought = "Is row k the start plus the first k moves, in every dimension?"
        if not start.is_floating_point():
            checks.equal("the places", places.tolist(), sums, thought=thought)
            return
        digits = 1e-5 if start.dtype == torch.float32 else 1e-11
        size = float(np.abs([start.tolist(), *moves.tolist()]).max())
        checks.close(
            "the places",
            places,
            np.array(sums, dtype=float),
            thought=thought,
            rtol=digits,
            atol=digits * size,
        )

    rng = np.random.default_rng(31)
    for n, d in ((0, 1), (0, 3), (1, 1), (1, 4), (1, 2), (3, 4), (6, 2), (40, 3)):
        for scale in (1.0, 1e-6, 1e6):
            numbers = torch.tensor(rng.normal(scale=scale, size=(n + 1, d)))
            compare(numbers[0], numbers[1:])
            compare(numbers[0].float(), numbers[1:].float())
        whole = torch.tensor(rng.integers(-99, 99, size=(n + 1, d)))
        for dtype in (torch.int64, torch.int32):
            compare(whole[0].to(dtype), whole[1:].to(dtype))
    compare(torch.tensor([2**53, 1]), torch.tensor([[1, 2], [1, 2**40]]))
    wide = torch.tensor(rng.normal(size=(9, 8)))
    compare(wide[0, ::2], wide[1:, ::2])
    compare(wide[:4, 0], wide[:4].T)
    compare(torch.zeros(2), torch.ones(1, 2).expand(5, 2))
    compare(torch.tensor([3.0, 1.0]), torch.zeros(3, 2))
    compare(wide[0, :2], torch.tensor(rng.normal(size=(4000, 2))))
    compare(torch.tensor([7, -7]), torch.tensor(rng.integers(-9, 9, size=(4000, 2))))
    for n in (0, 4):  # what the caller changes between two calls
        start, moves = wide[0].clone(), wide[1 : n + 1].clone()
        for factor in (-2.0, 0.5):
            compare(start, moves)
            start *= factor
            moves *= factor
        compare(start, moves)
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(walk, start, moves),
            thought="Is the result a new tensor, however few moves there are?",
        )


# %% [markdown]
# ## Exercise 2: scale, twice
#
# *Easy, about 10 minutes.* Compute $c\,x$ in two ways, and return both results, in either order, as a tuple of two new tensors that share
# no memory:
#
# 1. **by hand**: with a loop or a comprehension that multiplies one entry at a time;
# 2. **by broadcasting**: `factor * x` stretches the number over all entries.
#
# Both have the same shape, the same numbers (up to rounding) and **the same dtype**, namely that of `factor * x`. Before you write: what is the dtype of
# `0.5 * torch.tensor([1, 3])`? What happens if you write its entries into a tensor of whole numbers? The vector may be empty.
#
# `scale_twice(0.5, torch.tensor([1, 3]))` is a pair of two tensors, both `[0.5, 1.5]` in `float32`.
#
# <details><summary>Hint</summary>
#
# `torch.empty_like(y)` makes a tensor of the shape and dtype of `y`, to be filled in a loop. Which `y` has the right dtype?
#
# </details>


# %%
def check_both_ways(answer: object) -> None:
    """Check by its text that an answer scales in two ways. (The tests call this.)"""
    products = {"Mult", "mul", "mul_", "multiply", "prod", "__mul__", "__rmul__"}
    checks.true(
        "one is made by hand",
        products & checks.operations_in(answer, repeated=True) != set(),
        thought="Does a loop or a comprehension multiply one entry at a time?",
    )
    checks.true(
        "the other is made by broadcasting",
        products & checks.operations_in(answer, repeated=False) != set(),
        thought="Does one product, outside of the loop, scale all the entries?",
    )


# %% exercise="scale_twice" task=2
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale a vector entry by entry, and by broadcasting.

    Args:
        factor: A plain number, whole or not.
        x: Vector of shape ``[n]``, float32, float64 or int64, on the CPU; ``n`` may be
            0.

    Returns:
        Two new tensors, each ``factor`` times ``x``: shape ``[n]``, dtype of
        ``factor * x``. One was made by hand, the other by broadcasting.
    """
    # BEGIN SOLUTION
    scaled = factor * x
    by_hand = torch.empty_like(scaled)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, scaled
    # END SOLUTION


# %% test="scale_twice" points=1
def test_scale_twice() -> None:
    for factor, x in (
        (0.5, torch.tensor([1, 3])),
        (-2, torch.tensor([1.5, 0.0, -1.0])),
        (3, torch.tensor([4, -5])),
        (0.1, torch.tensor([])),
        (1, torch.tensor([2.0, -0.5])),
    ):
        with checks.unchanged(x=x):
            pair = checks.attempt(scale_twice, factor, x)
        thought = "Return two tensors, in a tuple: by hand, and by broadcasting."
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        for name, found in zip(("first", "second"), pair, strict=True):
            what = f"the {name} result for {factor} times {x.tolist()}"
            found = checks.tensor(
                what,
                found,
                shape=x.shape,
                dtype=(factor * x).dtype,
                thought="Whole numbers times 0.5 are no whole numbers any more.",
            )
            expected = np.array([factor * entry for entry in x.tolist()], dtype=float)
            checks.close(what, found, expected, thought="Each entry times the factor.")
        checks.true(
            "the results are two new tensors",
            checks.returns_new_tensors(scale_twice, factor, x),
            thought="What happens to one of them, or to x, if the other is changed?",
        )
    check_both_ways(scale_twice)


# %% hidden="scale_twice" points=2
def hidden_scale_twice() -> None:
    def compare(factor: float, x: torch.Tensor) -> None:
        with checks.unchanged(x=x):
            pair = checks.attempt(scale_twice, factor, x)
        thought = "Is it a tuple of two tensors?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        whole = isinstance(factor, int) and x.dtype == torch.int64
        dtype = torch.int64 if whole else x.dtype
        dtype = torch.float32 if dtype == torch.int64 and not whole else dtype
        for found in pair:
            found = checks.tensor(
                "both results",
                found,
                shape=x.shape,
                dtype=dtype,
                thought="Have both the shape of x, and the dtype of factor * x?",
            )
            thought = "Is each entry multiplied, with all of its digits?"
            if whole:
                products = [factor * entry for entry in x.tolist()]
                checks.equal("both results", found.tolist(), products, thought=thought)
            else:
                exact = [float(Fraction(factor) * Fraction(e)) for e in x.tolist()]
                checks.close(
                    "both results",
                    found,
                    np.array(exact, dtype=float),
                    thought=thought,
                    rtol=1e-14 if dtype == torch.float64 else 5e-7,
                    atol=0.0,
                )

    rng = np.random.default_rng(32)
    for n in (0, 1, 2, 7, 60):
        for factor in (0.5, -1.25, 2, -3, 0, 0.0, 1, 1e-7, 3e8, 1 / 3):
            numbers = torch.tensor(rng.normal(size=n))
            compare(factor, numbers)
            compare(factor, numbers.float())
            compare(factor, torch.tensor(rng.integers(-99, 99, size=n)))
    compare(3, torch.tensor([2**53 + 1, -(2**55) - 1]))  # more digits than a float has
    compare(2, torch.tensor([1.5, 2.5]))
    compare(2.0, torch.tensor([1, 2]))
    compare(1e-3, torch.tensor([1e-6, 1e6], dtype=torch.float64))
    wide = torch.tensor(rng.normal(size=12))
    compare(0.1, wide[::3])
    compare(7, torch.tensor([4]).expand(5))
    compare(0.1, torch.tensor(rng.normal(size=2000)))
    again = wide.clone()
    for change in (1.0, -2.0, 0.5):  # the caller changes x between two calls
        again *= change
        for factor in (0.5, 1, 1.0):
            compare(factor, again)
            checks.true(
                "the results are two new tensors",
                checks.returns_new_tensors(scale_twice, factor, again),
                thought="Are the results new tensors, which share no memory?",
            )
    check_both_ways(scale_twice)


# %% [markdown]
# Scaling and adding together make the step that all of reinforcement learning takes: from an old estimate $x$ a fraction $\alpha$ of the
# way to a target $y$,
#
# $$x + \alpha\, (y - x) = (1 - \alpha)\, x + \alpha\, y .$$
#
# The difference $y - x$ is the arrow from the one to the other, $\alpha$ scales it, and the sum puts it at the tip of $x$. With
# $\alpha = 0$ nothing moves, with $\alpha = 1$ you are there, and beyond 1 you overshoot. Part 4.3 learns the value of an arm in this way,
# and Part 5.3 lets one network follow another.


# %% tags=["demo", "nbval-check-output"]
def show_step(step_size: float) -> torch.Tensor:
    """Print where a step from (0, 4) towards (2, 0) leads, and return the place."""
    estimate, target = torch.tensor([0.0, 4.0]), torch.tensor([2.0, 0.0])
    moved = estimate + step_size * (target - estimate)
    assert torch.allclose(moved, (1 - step_size) * estimate + step_size * target)
    print(f"step size {step_size:4}: {moved.tolist()}")
    return moved


for shown_size in (0.0, 0.25, 0.5, 1.0, 1.5):
    show_step(shown_size)

# %% [markdown]
# ## Exercise 3: a dot product by hand
#
# *Medium, about 10 minutes.* Follow the box: a loop (or a comprehension) over the entries, and a total. Return it as a **scalar tensor** of
# shape `()`, with the dtype of the two vectors. Ready-made products of vectors and matrices are for the next exercise: use no `@`,
# `torch.dot`, `inner`, `outer`, `matmul`, `einsum`, `addmm` and their like, neither PyTorch's nor NumPy's.
#
# `dot_by_hand(torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6]))` is the tensor 32: $4 + 10 + 18$.
#
# - Of two empty vectors it is 0, in their dtype.
# - If the lengths differ, raise a `ValueError` whose message holds both, also where one of them is 1.
#
# <details><summary>Hint</summary>
#
# A total that begins as the Python number 0 is no tensor where there is nothing to add, and one that begins as `torch.tensor(0.0)` turns
# whole numbers into floats. Which dtype should the first total have?
#
# </details>


# %%
PRODUCTS = (
    "dot vdot vecdot inner outer ger addr kron matmul mm mv bmm matvec vecmat linalg "
    "addmm addmv addbmm baddbmm chain_matmul multi_dot einsum tensordot sumprod "
    "linear Linear bilinear conv1d conv2d convolve correlate "
    "__matmul__ __rmatmul__ __imatmul__ imatmul"
)


def check_added_up_by_hand(answer: object) -> None:
    """Check by its text that an answer adds up in a loop. (The tests call this.)"""
    used = [name for name in checks.names_in(answer) if checks.says(PRODUCTS, name)]
    nodes = ast.walk(checks.text_of(answer))
    checks.true(
        "no ready-made product is used",
        not used and not any(isinstance(node, ast.MatMult) for node in nodes),
        thought="Numbers times numbers, and no products of whole vectors?",
    )
    steps = {"Mult", "mul", "multiply", "Add", "add", "add_", "sum", "fsum", "addcmul"}
    checks.true(
        "it is added up in a loop",
        steps & checks.operations_in(answer, repeated=True) != set(),
        thought="One product after the other, as in the box?",
    )


def check_unequal_lengths(n: int, m: int, dtype: torch.dtype) -> None:
    """Check that two lengths are refused, and both named. (The tests call this.)"""
    a, b = torch.ones(n, dtype=dtype), torch.ones(m, dtype=dtype)
    thought = "Is every unequal length refused, and does the message hold both?"
    message = checks.raises(ValueError, lambda: dot_by_hand(a, b), thought=thought)
    for length in (n, m):
        checks.true(
            f"the message {message!r} holds the length {length}",
            checks.says(message, str(length)),
            thought=thought,
        )


# %% exercise="dot_by_hand" task=3
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the dot product of two vectors, added up one product at a time.

    Args:
        a: Vector of shape ``[n]``, float32, float64 or int64, on the CPU; perhaps
            empty.
        b: Vector of the same dtype.

    Returns:
        The dot product, shape ``()``, dtype of ``a``.

    Raises:
        ValueError: The vectors are not equally long; the message holds both lengths.
    """
    # BEGIN SOLUTION
    if len(a) != len(b):
        raise ValueError(f"the vectors have {len(a)} and {len(b)} entries")
    total = torch.tensor(0, dtype=a.dtype)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total
    # END SOLUTION


# %% test="dot_by_hand" points=1
def test_dot_by_hand() -> None:
    for a, b, expected in (
        (torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6]), 32),
        (torch.tensor([0.5, -1.0]), torch.tensor([2.0, 3.0]), -2.0),
        (torch.tensor([2.0, 0.0, 1.0]), torch.tensor([1.0, 5.0, -3.0]), -1.0),
        (torch.zeros(0), torch.zeros(0), 0.0),
    ):
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(dot_by_hand, a, b)
        what = f"the dot product of {a.tolist()} and {b.tolist()}"
        found = checks.tensor(
            what,
            found,
            shape=(),
            dtype=a.dtype,
            thought="A tensor without axes, in the dtype of the vectors.",
        )
        checks.close(what, found, expected, thought="Multiply, then add up.")
    for n, m in ((3, 2), (3, 1)):
        check_unequal_lengths(n, m, torch.float32)
    check_added_up_by_hand(dot_by_hand)


# %% hidden="dot_by_hand" points=2
def hidden_dot_by_hand() -> None:
    def compare(a: torch.Tensor, b: torch.Tensor) -> None:
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(dot_by_hand, a, b)
        found = checks.tensor(
            "the dot product",
            found,
            shape=(),
            dtype=a.dtype,
            thought="Is it a scalar tensor in the dtype of the vectors, always?",
        )
        pairs = list(zip(a.tolist(), b.tolist(), strict=True))
        exact = sum((Fraction(x) * Fraction(y) for x, y in pairs), Fraction(0))
        thought = "Is it the sum of all products, with all of its digits?"
        if a.dtype == torch.int64:
            checks.equal("the dot product", found.item(), int(exact), thought=thought)
            return
        size = float(sum(abs(x * y) for x, y in pairs))
        digits = 1e-5 if a.dtype == torch.float32 else 1e-13
        checks.close(
            "the dot product",
            found,
            float(exact),
            thought=thought,
            rtol=0.0,
            atol=digits * size,
        )

    rng = np.random.default_rng(33)
    for n in (0, 1, 2, 5, 100):
        for scale in (1.0, 1e-8, 1e8):
            a, b = torch.tensor(rng.normal(scale=scale, size=(2, n)))
            compare(a, b)
            compare(a.float(), b.float())
        a, b = torch.tensor(rng.integers(-99, 99, size=(2, n)))
        compare(a, b)
        compare(a, a)
    compare(torch.tensor([2**53 + 1, 3]), torch.tensor([3, -1]))
    compare(torch.tensor([1.0, 1.0]), torch.tensor([-1.0, 1.0]))
    wide = torch.tensor(rng.normal(size=(3, 12)))
    compare(wide[0, ::3], wide[:2].T[:4, 1])
    compare(torch.tensor([2.0]).expand(4), wide[2, :4].float())
    compare(torch.tensor([1.0, 0.0, 0.0, 1.0]), torch.tensor([2.0, 3.0, -4.0, 5.0]))
    for n in (4, 30):  # products that are 0 on the way, and whole numbers beyond floats
        a, b = torch.tensor(rng.integers(-1, 2, size=(2, n)))
        compare(a, b)
        a, b = torch.tensor(rng.integers(-(2**28), 2**28, size=(2, n)))
        compare(2 * a + 1, b)
    long = torch.tensor(rng.normal(size=(2, 4000)))
    compare(long[0], long[1])
    a, b = long[:, :6].clone()
    for factor in (1.0, -2.0, 0.5):  # what the caller changes between two calls
        a *= factor
        compare(a, b)
    for n, m in ((1, 3), (3, 1), (0, 1), (1, 0), (4, 5), (31, 7), (0, 2), (2, 10)):
        for dtype in (torch.float32, torch.int64):
            check_unequal_lengths(n, m, dtype)
    check_added_up_by_hand(dot_by_hand)


# %% [markdown]
# ## A return is a dot product
#
# A reward that comes later counts less: by a factor $\gamma$ (gamma) for each step. From time $t$ on, an episode of $T$ rewards
# $R_0, \dots, R_{T-1}$ has the **discounted return**
#
# $$G_t = R_t + \gamma R_{t+1} + \gamma^2 R_{t+2} + \dots = \sum_{k=0}^{T-t-1} \gamma^k R_{t+k} .$$
#
# (The $R_t$ are counted from 0 here, because tensors are. Part 1.1 counted them from 1.) Look at the sum: products entry by entry, added up. It
# is the dot product of the rewards from $t$ on with the first $T - t$ discounts $(1, \gamma, \gamma^2, \dots)$.
#
# ## Exercise 4: the return from any time
#
# *Medium, about 5 minutes.* Return $G_t$ as a scalar tensor. PyTorch's own dot product does it in a line; any other way will do.
# Think of the shapes first: how long are the two vectors that meet?
#
# With the rewards `[1, 2, 3]` and the discounts `[1, 0.5, 0.25]`, $G_0 = 1 + 1 + 0.75 = 2.75$, $G_1 = 2 + 1.5 = 3.5$ and $G_2 = 3$: the
# first reward that counts always meets the first discount. After the end nothing more comes: $G_T = 0$.
#
# - There are at least as many discounts as rewards, perhaps thousands, and the discounts may be any numbers.
# - Both vectors have the same dtype; so has the result.
#
# <details><summary>Hint</summary>
#
# Two slices: one of the rewards, one of the discounts. Beware of negative stops: what is `discounts[:-t]` for $t = 0$?
#
# </details>


# %% exercise="return_from" task=3
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    """Return the discounted return from one time on.

    Args:
        rewards: Rewards of an episode, shape ``[T]``, float32 or float64, on the CPU;
            perhaps none.
        discounts: Factors of a reward that comes 0, 1, 2, ... steps later, shape
            ``[m]`` with ``m`` at least ``T``, dtype of ``rewards``.
        t: From 0 to ``T``.

    Returns:
        The return, shape ``()``, dtype of ``rewards``; 0 where ``t`` is ``T``.
    """
    # BEGIN SOLUTION
    left = rewards[t:]
    return left @ discounts[: len(left)]
    # END SOLUTION


# %% test="return_from" points=1
def test_return_from() -> None:
    rewards = torch.tensor([1.0, 2.0, 3.0])
    for discounts in (
        torch.tensor([1.0, 0.5, 0.25]),
        torch.tensor([1.0, 0.5, 0.25, 0.125]),
    ):
        for t, expected, thought in (
            (0, 2.75, "All three rewards count. Are all of them there?"),
            (1, 3.5, "The first reward that counts, R_1, meets the first discount."),
            (2, 3.0, "Only the last reward is left."),
            (3, 0.0, "After the end nothing more comes."),
        ):
            with checks.unchanged(rewards=rewards, discounts=discounts):
                found = checks.attempt(return_from, rewards, discounts, t)
            what = f"the return from {t} with the discounts {discounts.tolist()}"
            found = checks.tensor(
                what,
                found,
                shape=(),
                dtype=torch.float32,
                thought="A scalar tensor: no axis, and no plain number.",
            )
            checks.close(what, found, expected, thought=thought)


# %% hidden="return_from" points=2
def hidden_return_from() -> None:
    def compare(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> None:
        with checks.unchanged(rewards=rewards, discounts=discounts):
            found = checks.attempt(return_from, rewards, discounts, t)
        found = checks.tensor(
            "the return",
            found,
            shape=(),
            dtype=rewards.dtype,
            thought="Is it a scalar tensor in the dtype of the rewards, for every t?",
        )
        pairs = list(zip(rewards.tolist()[t:], discounts.tolist(), strict=False))
        size = float(sum(abs(x * y) for x, y in pairs))
        checks.close(
            "the return",
            found,
            float(math.fsum(x * y for x, y in pairs)),
            thought="Does the first reward that counts meet the first discount?",
            rtol=0.0,
            atol=(1e-5 if rewards.dtype == torch.float32 else 1e-12) * size,
        )

    rng = np.random.default_rng(34)
    for length, more in ((0, 0), (0, 3), (1, 0), (1, 2), (2, 0), (6, 0), (6, 5)):
        for dtype in (torch.float32, torch.float64):
            rewards = torch.tensor(rng.normal(size=length), dtype=dtype)
            discounts = torch.tensor(rng.normal(size=length + more), dtype=dtype)
            for t in range(length + 1):
                compare(rewards, discounts, t)
    for gamma in (0.0, 0.9, 1.0):
        discounts = torch.tensor(gamma) ** torch.arange(400)
        rewards = torch.tensor(rng.normal(size=400), dtype=torch.float32)
        for t in (0, 1, 200, 399, 400):
            compare(rewards, discounts, t)
    wide = torch.tensor(rng.normal(size=20))
    compare(wide[::2], wide[1::2], 3)
    compare(torch.tensor([1.5]).expand(6), wide[:7].float(), 2)
    compare(torch.tensor([0.0, 0.0, 1.0, 0.0, -2.0]), torch.ones(5), 1)  # rare rewards
    long = torch.tensor(rng.normal(size=(2, 4000)))
    for t in (0, 1, 2500, 3999):
        compare(long[0], long[1], t)
        compare(long[0, t:], long[1], 0)
    rewards, discounts = long[:, :6].clone()
    for factor in (1.0, -2.0, 0.5):  # what the caller changes between two calls
        rewards *= factor
        for t in (0, 2, 6):
            compare(rewards, discounts, t)


# %% [markdown]
# On the cart each step earns a reward of 1. In Part 1.2 one rule lasted 41 steps, another all 500. With $\gamma = 0.99$, how much larger is
# the second return? Guess before you run.


# %% tags=["demo"]
def show_cart_returns() -> None:
    """Print discounted returns of 41 and of 500 steps, and check two laws of them."""
    gamma = 0.99
    discounts = torch.tensor(gamma, dtype=torch.float64) ** torch.arange(500)
    for n_steps in (41, 500):
        rewards = torch.ones(n_steps, dtype=torch.float64)
        returns = [
            return_from(rewards, discounts, t).item() for t in range(n_steps + 1)
        ]
        print(f"{n_steps} steps: G_0 = {returns[0]:.1f}")
        assert math.isclose(returns[0], (1 - gamma**n_steps) / (1 - gamma))
        for t in range(n_steps):  # what comes now, and the discounted rest
            assert math.isclose(returns[t], 1 + gamma * returns[t + 1])


with checks.demonstration():
    show_cart_returns()

# %% [markdown]
# Twelve times as many steps, and only three times the return: what lies hundreds of steps ahead hardly counts. The cell also asserts the law
# $G_t = R_t + \gamma\, G_{t+1}$ for every $t$, on which Module 4 is built.

# %% [markdown]
# ## Which observations does a linear rule treat alike?
#
# A **linear rule** with weights $w$ pushes to the right where $w \cdot s > 0$, and to the left elsewhere. By the lemma, the places where it
# changes its mind, $w \cdot s = 0$, are those at a right angle to $w$: a straight line through the origin. Here are the two rules of Part
# 1.2. The observation is $s$ = (angle, angular velocity); rule A has the weights $(1, 0)$, rule B has $(1, 1)$.


# %% tags=["demo"] alt="Two panels of 200 observations, angle against angular velocity, marked by the push that a rule chooses. Rule A, weights (1, 0): the line between left and right stands upright. Rule B, weights (1, 1): it runs from upper left to lower right. Each line stands at a right angle to the arrow of the weights."
def rules_figure(observations: torch.Tensor) -> Figure:
    """Draw what two linear rules do with observations of shape ``[n, 2]``."""
    figure, panels = plt.subplots(
        1, 2, figsize=(9, 4.6), sharey=True, layout="constrained"
    )
    rules = {"A": [1.0, 0.0], "B": [1.0, 1.0]}
    for axes, (name, numbers) in zip(panels, rules.items(), strict=True):
        weights = torch.tensor(numbers)
        pushes_right = torch.stack([weights @ s > 0 for s in observations])
        for label, taken, marker, colour in (
            ("push right", pushes_right, "^", plots.PALETTE[0]),
            ("push left", ~pushes_right, "o", plots.PALETTE[1]),
        ):
            x, y = observations[taken].T
            axes.scatter(x, y, marker=marker, s=16, color=colour, label=label)
        edge = torch.tensor([-numbers[1], numbers[0]])  # at a right angle to w
        assert weights @ edge == 0
        axes.axline((0, 0), edge.tolist(), color="grey", linestyle="--")
        arrow(axes, numbers, "black", "w")
        axes.set(xlim=(-2, 2), ylim=(-2, 2), xlabel="angle (radians)")
        axes.set_aspect("equal")
        axes.set_title(f"rule {name}: w = ({numbers[0]:g}, {numbers[1]:g})")
    panels[0].set_ylabel("angular velocity (radians per second)")
    names = panels[0].get_legend_handles_labels()
    figure.legend(*names, loc="outside upper center", ncols=2)
    return figure


rules_figure(4 * torch.rand(200, 2, generator=generator) - 2)
plt.show()

# %% [markdown]
# What to see: a rule treats all observations on one side of its line alike. The line of rule A is upright: only the angle counts, however
# fast the pole is turning, and that was its mistake. Rule B tilts the line: a pole that still leans a little to the right, and is swinging quickly to the left, is met
# with a push to the left. A linear rule can turn its line any way it likes. It cannot bend it: that takes Module 3.

# %% [markdown]
# ## Exercise 5: arrows
#
# *Medium, about 10 minutes.* Draw the two pictures of this part, side by side, for vectors $a$ and $b$ of two entries and a number $c$:
#
# - on the left, titled **addition**, exactly three arrows: $a$ from the origin, $b$ **from the tip of** $a$, and $a + b$ from the origin;
# - on the right, titled **scaling**, exactly two arrows: $a$ and $c\,a$, both from the origin.
#
# In both panels a unit is as long along x as along y (or angles would lie), no arrow is cut off by the limits of the axes, and x and y have
# labels. The three arrows on the left have three colours; on the right $a$ has the colour that it has on the left, and $c\,a$ a different
# one. Return the `Figure`, a new one at each call.
#
# An arrow is a straight line with a head that can be seen, its tip where the vector ends: `axes.quiver` (with
# `angles="xy", scale_units="xy", scale=1`), `axes.annotate` with `arrowprops`, or `axes.arrow` (with `length_includes_head=True` and a
# `head_width`) all draw one. For $a = (2, 1)$ and $b = (-1, 2)$, the arrow of $b$ goes from $(2, 1)$ to $(1, 3)$. Names beside the arrows
# (`axes.text`) help whoever cannot tell the colours apart; they are welcome, and not graded.
#
# <details><summary>Hint</summary>
#
# Arrows do not widen the limits of an axes as lines do. Which x and which y must be in view? `axes.set_xlim` and `axes.set_ylim` say so,
# and `axes.set_aspect("equal")` makes units alike. `axes.annotate` leaves a little gap at both ends (none with `shrinkA=0` and
# `shrinkB=0` in its `arrowprops`), and begins beside its text: give it an empty one.
#
# </details>


# %%
def check_arrows(
    figure: Figure, a: Sequence[float], b: Sequence[float], factor: float
) -> None:
    """Check the arrows of both panels: places, number, colours. (The tests call it.)"""
    left, right = panels = checks.panels_of(figure)
    checks.titles(
        panels, ["addition", "scaling"], thought="Is each panel titled by its picture?"
    )
    zero, total = (0.0, 0.0), (a[0] + b[0], a[1] + b[1])
    scaled = (factor * a[0], factor * a[1])
    arrows = {
        name: checks.vector(f"the arrow of {name}", axes, tail, head, thought=thought)
        for name, axes, tail, head, thought in (
            ("a", left, zero, a, "From the origin to a, on the left."),
            ("b", left, a, total, "Its tail stands at the tip of a."),
            ("a + b", left, zero, total, "From the origin to the tip of b."),
            ("a again", right, zero, a, "From the origin to a, on the right too."),
            ("c a", right, zero, scaled, "From the origin, c times as long as a."),
        )
    }
    for axes, number in ((left, 3), (right, 2)):
        checks.equal(
            "the number of arrows",
            len(checks.vectors(axes)),
            number,
            thought="Three arrows on the left, two on the right, and no others.",
        )
        checks.equal_units(axes, thought='`axes.set_aspect("equal")` makes them alike.')
    thought = "Do the limits of the axes cut an arrow off?"
    ends = ([zero, a, total], [zero, a, scaled])
    for axes, places in zip((left, right), ends, strict=True):
        x, y = zip(*places, strict=True)
        checks.in_view("all arrows", axes, x=x, y=y, thought=thought)
    checks.told_apart(
        "the arrows",
        {
            "a": [arrows["a"].look, arrows["a again"].look],
            "b": [arrows["b"].look],
            "a + b": [arrows["a + b"].look],
        },
        thought="Three colours on the left, and a in its own on the right.",
    )
    checks.told_apart(
        "the arrows on the right",
        {"a": [arrows["a"].look], "c a": [arrows["c a"].look]},
        thought="Can one tell a from c a?",
    )


# %% exercise="arrows_figure" task=4
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    """Draw the sum of two vectors, and a scaled vector, as arrows.

    Args:
        a: Vector of shape ``[2]``, float32, not zero, on the CPU.
        b: Vector like ``a``; neither it nor ``a + b`` is zero.
        factor: What scales ``a``: neither 0 nor 1.

    Returns:
        A figure with two panels side by side: addition, and scaling.
    """
    # BEGIN SOLUTION
    zero, turn = torch.zeros(2), torch.tensor([-1.0, 1.0])
    look = {"angles": "xy", "scale_units": "xy", "scale": 1}
    addition = [("a + b", zero, a + b, "C2"), ("a", zero, a, "C0"), ("b", a, b, "C1")]
    scaling = [("a", zero, a, "C0"), ("c a", zero, factor * a, "C1")]
    scaling.sort(key=lambda arrow: -float(arrow[2].norm()))  # the shorter on top
    figure, panels = plt.subplots(1, 2, figsize=(9, 4.4))
    names = ("addition", "scaling")
    for axes, title, arrows in zip(panels, names, (addition, scaling), strict=True):
        reach = 1.1 * max((tail + way).abs().max().item() for _, tail, way, _ in arrows)
        for name, tail, way, colour in arrows:
            axes.quiver(*tail.tolist(), *way.tolist(), color=colour, **look)
            beside = tail + way / 2 + 0.1 * reach * turn * way.flip(0) / way.norm()
            axes.text(*beside.tolist(), name, color=colour, ha="center", va="center")
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.set(xlabel="entry 0", ylabel="entry 1", title=title)
    return figure
    # END SOLUTION


# %% test="arrows_figure" points=1
def test_arrows_figure() -> None:
    thought = "A figure with two labelled panels, side by side."
    a, b = torch.tensor([2.0, 1.0]), torch.tensor([-1.0, 2.0])
    with checks.unchanged(a=a, b=b):
        figure = checks.figure_of(
            arrows_figure, a, b, -1.5, n_axes=2, arranged="row", thought=thought
        )
    check_arrows(figure, [2.0, 1.0], [-1.0, 2.0], -1.5)


# %% hidden="arrows_figure" points=2
def hidden_arrows_figure() -> None:
    first, second = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 1.0])
    thought = "Is it a new figure at each call, also where an empty one is open?"
    checks.figure_of(arrows_figure, first, second, 2.0, n_axes=2, thought=thought)
    for a, b, factor in (
        ([-3.0, 1.0], [1.0, -4.0], 0.5),
        ([2.0, 2.0], [-1.0, -0.5], 3),
        ([0.02, 0.05], [0.04, -0.01], 2.5),
        ([300.0, -100.0], [-50.0, 400.0], -0.75),
        ([1.0, 0.0], [2.0, 0.0], 2),
        ([2.0, -3.0], [1.0, 1.0], -1),
        ([-1.0, -2.0], [-3.0, -1.0], -0.5),
        ([1.0, 2.5], [-2.5, 0.0], 0.25),
    ):
        first, second = torch.tensor(a), torch.tensor(b)
        with checks.unchanged(a=first, b=second):
            figure = checks.attempt(arrows_figure, first, second, factor)
        figure = checks.figure(
            figure,
            n_axes=2,
            arranged="row",
            thought="Two labelled panels side by side, for any vectors?",
        )
        check_arrows(figure, a, b, factor)


# %% [markdown]
# Your own figure, for the step above: $a$ is an old estimate, $b$ a correction, and $c = -0.5$. (This cell needs Exercise 5.)

# %% tags=["demo"] alt="Two panels with arrows, their names beside them. Addition: a goes to (1, 3), b from there to (4, 2), and a + b from the origin to (4, 2). Scaling: a goes to (1, 3), and minus half of a points the opposite way, half as long."
with checks.demonstration():
    arrows_figure(torch.tensor([1.0, 3.0]), torch.tensor([3.0, -1.0]), -0.5)
    plt.show()

# %% [markdown]
# ## Summary and outlook
#
# - Vectors are added tip to tail, entry by entry; scaling by a negative number turns the arrow around. A walk is a sum of moves, and a
#   learning step is $x + \alpha (y - x)$.
# - Whole numbers times 0.5 are floats: a result that is filled in by hand must have the dtype of the product.
# - The dot product multiplies, adds up, and is a scalar. `*` is not it. `@` refuses unequal lengths, where `*` stretches a vector of one
#   entry.
# - Its sign says whether two arrows point to the same side, and it is zero at a right angle, for vectors of any length. A linear rule treats
#   alike all observations on one side of a line.
# - A return is the dot product of rewards and discounts. At $\gamma = 0.99$, 500 steps were worth 99.3, and 41 steps already 33.8.
#
# **Next**: Part 1.4 stacks vectors into matrices. In Part 1.6 one product of matrices takes many dot products at once, and Part 1.7 makes
# lengths and angles of them.
#
# **Further reading**: Strang's first chapter needs an hour. Section 9.4 of Sutton and Barto shows how far agents get with dot products
# alone.
