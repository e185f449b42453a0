# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.7: Geometry with tensors: norms, distances, angles, projections"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# You remember five hundred moments with the pole on the cart, and what a good driver would do in each. Now the cart is in a state that you have
# never seen. The obvious idea: look for the moment that is **most like** this one, and do what was right there. But an observation is four
# numbers, in metres, metres per second, radians and radians per second. How far apart are two of them?
#
# And a second question, about learning. An agent tries a small random change of its policy, and sees whether the return goes up. How much
# does one such trial tell about the *best* change, and how many trials does it take to find it?
#
# Both are questions of geometry: lengths, distances, angles, shadows. The dot product of Part 1.3 answers all of them.
#
# **After this part you can**
#
# - compute the length of a vector, also where its squares are too large or too small for a computer;
# - compute distances between observations, and say why the units of the observations decide which ones are near;
# - compute the cosine of the angle between two vectors, and say what it is when one of them is zero;
# - project a vector onto another one, prove that no point of the line is nearer, and draw it.
#
# **You need** Parts 1.2 (spread), 1.3 (dot product) and 1.5 (a row taken from every row of a matrix).
#
# **Time** about 30 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), sections 1.2 and 4.2; Blue, *A Portable Fortran Program to Find
# the Euclidean Norm of a Vector* (1978), for lengths without overflow; Sutton and Barto, *Reinforcement Learning: An Introduction*
# (2nd edition, 2018), section 9.9, for acting by memory; Salimans and others, *Evolution Strategies as a Scalable Alternative to
# Reinforcement Learning* (2017), for learning from random trials.

# %%
import math
from fractions import Fraction

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from rlcourse import checks, devices
from rlcourse.figures import controls, plots, vectors

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# Let $a$ and $b$ be vectors of the same length $n$, and $c$ a number. From Part 1.3 we take the dot product and its two laws,
# $a \cdot b = b \cdot a$ and $a \cdot (b + c\,d) = a \cdot b + c\,(a \cdot d)$, and that arrows are at a right angle exactly when their dot
# product is zero.
#
# **Norm.** The length of an arrow, or **Euclidean norm**, is what Pythagoras says:
#
# $$\lVert a \rVert = \sqrt{a \cdot a} = \sqrt{a_0^2 + \dots + a_{n-1}^2} .$$
#
# Only the zero vector has the norm 0. Scaling scales it: $\lVert c\,a \rVert = |c|\, \lVert a \rVert$. So $a / \lVert a \rVert$ has the norm
# 1. It is the **unit vector** that points the way of $a$.
#
# **Distance.** How far it is from $a$ to $b$ is the norm of the difference, $\lVert a - b \rVert$.
#
# **Projection.** Where on the line of $b$, that is, among all $c\,b$, is the point nearest to $a$? Think of light that falls on that line at a
# right angle: the nearest point is where the shadow of $a$ falls. It is called the **projection** of $a$ onto $b$. For $b \ne 0$ let
#
# $$p = \frac{a \cdot b}{b \cdot b}\; b = (a \cdot u)\, u \quad\text{with the unit vector}\quad u = \frac{b}{\lVert b \rVert} .$$
#
# **Lemma 1.** The way from $p$ to $a$ is at a right angle to $b$, and $p$ is nearer to $a$ than any other point of the line.
#
# *Proof.* With the laws of the dot product, $(a - p) \cdot b = a \cdot b - \frac{a \cdot b}{b \cdot b}\; b \cdot b = 0$. Now take any point
# $c\,b$ of the line. The way from $a$ to it consists of two pieces, $a - c\,b = (a - p) + (p - c\,b)$. The second is a multiple of $b$, so
# it is at a right angle to the first, and by Pythagoras
#
# $$\lVert a - c\,b \rVert^2 = \lVert a - p \rVert^2 + \lVert p - c\,b \rVert^2 .$$
#
# This is smallest where the last term is 0, and that is at $c\,b = p$ alone. $\blacksquare$
#
# **Lemma 2** (the inequality of Cauchy and Schwarz). $|a \cdot b| \le \lVert a \rVert\, \lVert b \rVert$.
#
# *Proof.* For $b = 0$ both sides are 0. Else put $c = 0$ into the equation above: $\lVert a \rVert^2 = \lVert a - p \rVert^2 +
# \lVert p \rVert^2$. Such a shadow is never longer than what casts it: $\lVert p \rVert \le \lVert a \rVert$. And
# $\lVert p \rVert = |a \cdot u| = |a \cdot b| / \lVert b \rVert$. $\blacksquare$
#
# **Angle.** For two vectors that are not zero, $0$, $p$ and $a$ are the corners of a right-angled triangle. So the cosine of the angle
# $\theta$ between them is the side $a \cdot u$ (negative where the shadow falls backwards) over the longest side $\lVert a \rVert$:
#
# $$\cos\theta = \frac{a \cdot b}{\lVert a \rVert\, \lVert b \rVert} .$$
#
# By Lemma 2 it lies between -1 and 1, as a cosine must, in any number of dimensions. It is 1 for arrows of the same direction, 0 at a right
# angle, -1 for opposite ones, and it does not depend on lengths: as a measure of likeness it is the **cosine similarity**.
#
# **Zero vectors.** The line of $b = 0$ is one single point, the origin. So the point of it that is nearest to $a$ is the origin, and the
# projection onto the zero vector **is zero**: the definition says so, where the formula has only 0/0 to offer. An angle is another matter. A
# zero vector points nowhere, and has none. Here we need a rule: **the cosine similarity with a zero vector is 0**, neither alike
# nor opposed. (A step of learning that changes nothing agrees with no other.)
#
# In pseudocode:
#
# ```text
# Norm of x, whatever the size of its entries
# 1  m ← the largest |x[i]|, or 0 if there are no entries
# 2  if m = 0: return 0
# 3  total ← 0
# 4  for each entry: total ← total + (x[i] / m)²
# 5  return m · √total
#
# Projection of a onto b
# 1  if ‖b‖ = 0: return the zero vector
# 2  u ← b / ‖b‖
# 3  return (a · u) u
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $a$, $b$, $x$ | vectors | `a`, `b`, `x` | `(n,)` | `float32` or `float64` |
# | $\lVert x \rVert$ | norm | `norm(x)` | `()` | that of `x` |
# | $m_i$ | remembered observations | `memory[i]` | `memory`: `(n, d)` | that of the query |
# | $s_j$ | scale of feature $j$ | `scales[j]` | `scales`: `(d,)` | that of the query |
# | $\cos\theta$ | cosine similarity | `cosine(a, b)` | `()` | that of `a` |
# | $p$ | projection of $a$ onto $b$ | `project(a, b)` | `(n,)` | that of `a` |
# | $g$ | the best direction to change weights | `best` | `(d,)` | `float64` |

# %% [markdown]
# ## Lengths that a computer gets wrong
#
# **Predict, then run.** The arrow $(3, 4)$ has the length 5; so $(3c, 4c)$ has the length $5\,|c|$. Which of these numbers will be right? A
# `float32` holds sizes from about $10^{-38}$ to $3 \cdot 10^{38}$, a `float64` from about $10^{-308}$ to $10^{308}$. The last number of
# each line is from PyTorch's own function.


# %% tags=["demo", "nbval-check-output"]
def show_lengths() -> None:
    """Print the norm of (3 c, 4 c) by the formula and by PyTorch, for several c."""
    for dtype, factor in (
        (torch.float32, 1.0),
        (torch.float32, 1e20),
        (torch.float32, 1e-30),
        (torch.float64, 1e20),
        (torch.float64, 1e200),
    ):
        x = torch.tensor([3 * factor, 4 * factor], dtype=dtype)
        formula, built_in = (x @ x).sqrt().item(), torch.linalg.vector_norm(x).item()
        name = str(dtype).removeprefix("torch.")
        print(
            f"{name}, c = {factor:.0e}: formula {formula:.0e}, PyTorch {built_in:.0e}"
        )


show_lengths()

# %% [markdown]
# What to see: the entries fit, and so would the length, but their **squares** do not. $10^{20}$ squared is beyond `float32`, and becomes
# infinite; $10^{-30}$ squared is too small, and becomes 0: a vector that is not zero gets the length 0. PyTorch's own function does no
# better, because it squares as well. (Blue wrote a whole paper on lengths that are right for any entries.) Such sizes are not far-fetched:
# Part 3.5 has gradients that shrink from layer to layer.
#
# The cure needs only $\lVert x \rVert = m\, \lVert x / m \rVert$: divide by the largest entry first, and no square is larger than 1.

# %% [markdown]
# ## Exercise 1: the length of a vector
#
# *Medium, about 10 minutes.* Return the Euclidean norm of a vector as a scalar tensor, with a relative error of at most $10^{-5}$ in `float32`
# and $10^{-10}$ in `float64`, for all vectors that the docstring admits. Any method is fine; PyTorch's own norm fails, as you saw, unless you
# help it.
#
# `norm(torch.tensor([3.0, -4.0]))` is the tensor 5.
#
# - The norm of a vector without entries is 0, and so is that of zeros.
# - Large and small entries may stand side by side, such as $10^{30}$ and $10^{-30}$.
#
# <details><summary>Hint</summary>
#
# Follow the pseudocode of the norm. `x.abs().max()` is the largest size; it refuses a vector without entries, and dividing by it goes wrong for zeros.
# A 0 in the right dtype: `x.new_zeros(())`.
#
# </details>


# %% exercise="norm" task=1
def norm(x: torch.Tensor) -> torch.Tensor:
    """Return the Euclidean norm of a vector, for entries of any size.

    Args:
        x: Vector of shape ``[n]``, float32 or float64, on the CPU; ``n`` may be 0. Each
            entry is 0 or has a size from 1e-30 to 1e30 in float32, and from 1e-250 to
            1e250 in float64.

    Returns:
        The norm, shape ``()``, dtype of ``x``.
    """
    # BEGIN SOLUTION
    if len(x) == 0 or x.abs().max() == 0:
        return x.new_zeros(())
    largest = x.abs().max()
    return largest * (x / largest).square().sum().sqrt()
    # END SOLUTION


# %% test="norm" points=1
def test_norm() -> None:
    for numbers, dtype, expected, thought in (
        ([3.0, -4.0], torch.float32, 5.0, "The root of the sum of the squares."),
        ([-2.0, 0.0], torch.float64, 2.0, "The largest size is that of -2."),
        ([1.0, 1.0, 1.0, 1.0], torch.float64, 2.0, "The root of 4, not 4."),
        ([0.0, 0.0], torch.float32, 0.0, "Did you divide by a zero?"),
        ([], torch.float64, 0.0, "No entries: the sum of no squares is 0."),
        ([3e20, 4e20], torch.float32, 5e20, "The squares are too large."),
        ([3e-30, 4e-30], torch.float32, 5e-30, "The squares are too small."),
        ([-3e200, 4e200], torch.float64, 5e200, "No dtype is wider than float64."),
    ):
        x = torch.tensor(numbers, dtype=dtype)
        with checks.unchanged(x=x):
            found = checks.attempt(norm, x)
        what = f"the norm of {numbers} in {dtype}"
        found = checks.tensor(
            what,
            found,
            shape=(),
            dtype=dtype,
            thought="A scalar tensor, in the dtype of x.",
        )
        checks.close(what, found, expected, thought=thought, atol=0.0)


# %% hidden="norm" points=2
def hidden_norm() -> None:
    def compare(x: torch.Tensor) -> None:
        with checks.unchanged(x=x):
            found = checks.attempt(norm, x)
        found = checks.tensor(
            "the norm",
            found,
            shape=(),
            dtype=x.dtype,
            thought="Is it a scalar tensor in the dtype of x, always?",
        )
        checks.close(
            "the norm",
            found,
            math.hypot(*x.tolist()),
            thought="Is it right for entries of any size, large beside small too?",
            rtol=1e-5 if x.dtype == torch.float32 else 1e-10,
            atol=0.0,
        )

    rng = np.random.default_rng(71)
    for n in (0, 1, 2, 3, 7, 200):
        numbers = torch.tensor(rng.normal(size=n))
        for scale in (1.0, 1e-15, 1e-22, 1e-30, 1e12, 1e25, 1e-161, 1e-240, 1e240):
            compare(numbers * scale)
            if 1e-29 <= scale <= 1e29:
                compare((numbers * scale).float())
        compare(torch.zeros(n))
        compare(torch.zeros(n, dtype=torch.float64))
        compare(-torch.rand(n, generator=torch.Generator().manual_seed(n)))
    for numbers in (
        [1e30, 1e-30, -1e30],
        [1e-30, 2.0, 1e30],
        [1e-30, 0.0, 0.0],
        [-1e30],
        [-1e30, 1e-30],
        [-5.0, 0.0],
        [0.0, -5.0],
        [1.0, -1.0],
        [1e-30] * 50,
        [1.0, 1e-3],
        [0.0, 1e-9, 0.0, 0.0],
    ):
        compare(torch.tensor(numbers))
    for numbers in (
        [1e250, 1e-250, 3.0],
        [1e-250, 3.0, 1e250],
        [-1e-250, 2e-250],
        [-1e250],
        [-1e250, 1e-250],
        [1e-250, 0.0],
        [1 / 3],
        [1.0, 1e-4],
        [16_777_217.0, 1.0],
        [1e150, 1e150, 1e152],
    ):
        compare(torch.tensor(numbers, dtype=torch.float64))
    wide = torch.tensor(rng.normal(size=(6, 10)))
    compare(wide[2, ::3])
    compare(wide.T[4])
    compare(torch.tensor([-2.5]).expand(6))
    x = torch.tensor([1.0, 2.0])
    compare(x)
    x.mul_(-3.0)  # the same tensor holds other numbers now
    compare(x)
    for dtype, power in ((torch.float32, 99), (torch.float64, 829)):
        sizes = [2.0**k for k in range(-power, power)]  # every limit lies between two
        pairs = [(torch.tensor([size, -2 * size], dtype=dtype),) for size in sizes]
        found = [float(one) for one in checks.each(norm, pairs)]
        checks.close(
            "the norms",
            np.array(found) / np.array(sizes),
            np.full(len(sizes), 5**0.5),
            thought="Do all entries count, whatever their size?",
            rtol=1e-5 if dtype == torch.float32 else 1e-10,
            atol=0.0,
        )


# %% [markdown]
# ## A policy by memory
#
# Here is the record of a driver. What is right is rule B of Part 1.2: push to the side of the sum of angle and angular velocity. Whoever
# always follows it sees little trouble. So in seven of ten steps a coin decides what is done; the record notes what rule B would have done.


# %% tags=["demo"]
def drive(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Record observations of CartPole-v1, and what rule B does there.

    Args:
        n: Number of observations.
        seed: Seed of the starts, and of the random pushes.

    Returns:
        Observations, shape ``[n, 4]``, float64 (position in metres, velocity in metres
        per second, angle in radians, angular velocity in radians per second), and
        whether rule B pushes to the right, shape ``[n]``, bool.
    """
    generator = torch.Generator().manual_seed(seed)
    env = gym.make("CartPole-v1")
    observation, _ = env.reset(seed=seed)
    observations, pushes = list[torch.Tensor](), list[bool]()
    while len(observations) < n:
        seen = torch.from_numpy(observation).double()
        observations.append(seen)
        pushes.append(bool(seen[2] + seen[3] > 0))
        is_random = torch.rand((), generator=generator) < 0.7
        coin = bool(torch.rand((), generator=generator) < 0.5)
        action = int(coin if is_random else pushes[-1])
        observation, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            observation, _ = env.reset()
    env.close()
    return torch.stack(observations), torch.tensor(pushes)


remembered, _ = drive(500, seed=0)
print("spread of position, velocity, angle, angular velocity:", end=" ")
print(" ".join(f"{spread:.2f}" for spread in remembered.std(dim=0).tolist()))
assert remembered.std(dim=0).argmin() == 2

# %% [markdown]
# The angle, in radians, hardly moves: its numbers spread least of all four, although it is the angle that makes the pole fall. A plain
# distance adds up squares of metres and of radians as if they were the same thing. Give the same positions in millimetres, and their squares
# grow by a factor of a million.
#
# The usual cure is to measure each feature in its own spread: divide the difference in feature $j$ by a **scale** $s_j$, for example
# the standard deviation of that feature. (You standardised whole batches in Part 0.2. In a difference the means cancel; only the scales
# are left. A feature that never changes has no spread, and tells nothing: leave it out.)
#
# $$d(q, m_i) = \sqrt{\sum_j \left(\frac{q_j - m_{ij}}{s_j}\right)^{\!2}}$$
#
# One trap first. On paper $\lVert a - b \rVert^2 = \lVert a \rVert^2 + \lVert b \rVert^2 - 2\, a \cdot b$, and the right-hand side looks
# cheap: the norms can be computed once, in advance. **Predict:** what does it give for $a = 10000$ and $b = 10001$, whose distance is 1?

# %% tags=["demo", "nbval-check-output"]
far_a, far_b = torch.tensor([10000.0]), torch.tensor([10001.0])
expanded = (far_a @ far_a + far_b @ far_b - 2 * (far_a @ far_b)).item()
print("expanded:", expanded, " difference first:", (far_a - far_b).square().item())
assert expanded == 0.0

# %% [markdown]
# The two are close together and far from zero. Their squares have nine digits, of which `float32` keeps about seven, and the 1 was among
# those that got lost. **Take the difference first**; it is small, and nearly exact. Only then scale and square.

# %% [markdown]
# ## Exercise 2: how far is each memory?
#
# *Medium, about 10 minutes.* Return the distances $d(q, m_i)$ from one observation, the query, to each of $n$ remembered ones. What
# shape will the result have? Say it before you write.
#
# With the query `[1, 2]`, the memory `[[1, 2], [4, 6], [1, -8]]` and the scales `[1, 1]` the distances are `[0, 5, 10]`; with the scales
# `[3, 4]` they are `[0, 1.41, 2.5]`.
#
# - The memory may be empty: shape `(0,)`.
# - Take the difference first, then divide: the relative error is at most $10^{-5}$ (in `float64` $10^{-10}$), also where query and memories
#   are close together and far from zero.
#
# <details><summary>Hint</summary>
#
# `memory - query` takes the query from every row. Which axis of the result runs over the features? You sum over that one. (Your `norm` may help, row
# by row, but `torch.stack` refuses an empty list.)
#
# </details>


# %% exercise="distances" task=2
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    """Return the scaled Euclidean distance from one observation to each of many.

    Squares of scaled differences neither overflow nor underflow.

    Args:
        query: Observation of shape ``[d]``, float32 or float64, on the CPU; ``d`` is at
            least 1.
        memory: Observations, one in each row, shape ``[n, d]``, dtype of ``query``;
            ``n`` may be 0.
        scales: What the difference in each feature is divided by, shape ``[d]``, dtype
            of ``query``, each above 0.

    Returns:
        Distances, shape ``[n]``, dtype of ``query``.
    """
    # BEGIN SOLUTION
    return ((memory - query) / scales).square().sum(dim=1).sqrt()
    # END SOLUTION


# %% test="distances" points=1
def test_distances() -> None:
    query = torch.tensor([1.0, 2.0])
    for rows, scales, expected, thought in (
        ([[1, 2], [4, 6], [1, -8]], [1, 1], [0, 5, 10], "One distance for each row."),
        ([[1, 2], [4, 6], [1, -8]], [3, 4], [0, 2**0.5, 2.5], "Divide, then square."),
        ([[4, 6], [1, 1]], [3, 4], [2**0.5, 0.25], "A scale for each column."),
        ([[-2, 6]], [1, 2], [13**0.5], "A single memory is a vector of one entry."),
        ([], [1, 1], [], "No memory, no distance: shape (0,)."),
    ):
        memory = torch.tensor(rows, dtype=torch.float32).reshape(-1, 2)
        widths = torch.tensor(scales, dtype=torch.float32)
        with checks.unchanged(query=query, memory=memory, scales=widths):
            found = checks.attempt(distances, query, memory, widths)
        what = f"the distances from [1, 2] to {rows} with the scales {scales}"
        found = checks.tensor(
            what,
            found,
            shape=(len(rows),),
            dtype=torch.float32,
            thought="One number for each row of the memory, in the dtype of the query.",
        )
        checks.close(what, found, np.array(expected, dtype=float), thought=thought)


# %% hidden="distances" points=2
def hidden_distances() -> None:
    def compare(
        query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
    ) -> None:
        with checks.unchanged(query=query, memory=memory, scales=scales):
            found = checks.attempt(distances, query, memory, scales)
        found = checks.tensor(
            "the distances",
            found,
            shape=(len(memory),),
            dtype=query.dtype,
            thought="Is there one for each row, in the dtype of the query, always?",
        )
        here = [Fraction(number) for number in query.tolist()]
        expected = [
            math.hypot(
                *(
                    float(x - Fraction(y)) / scale
                    for x, y, scale in zip(here, row, scales.tolist(), strict=True)
                )
            )
            for row in memory.tolist()
        ]
        checks.close(
            "the distances",
            found,
            np.array(expected, dtype=float),
            thought="Is the difference taken first, then scaled, feature by feature?",
            rtol=1e-5 if query.dtype == torch.float32 else 1e-10,
            atol=0.0,
        )

    rng = np.random.default_rng(72)
    for n, d in ((0, 1), (0, 4), (1, 1), (1, 4), (5, 1), (4, 4), (3, 2), (40, 3)):
        for far in (0.0, 1e4, -1e7):
            query = torch.tensor(far + rng.normal(size=d))
            memory = torch.tensor(far + rng.normal(size=(n, d)))
            scales = torch.tensor(10 ** rng.uniform(-2, 2, size=d))
            compare(query, memory, scales)
            compare(query.float(), memory.float(), scales.float())
            compare(query, memory, torch.full((d,), 0.5, dtype=torch.float64))
    query, memory = torch.tensor(rng.normal(size=3)), torch.tensor(rng.normal(size=3))
    scales = torch.tensor([0.1, 1.0, 7.0], dtype=torch.float64)
    compare(query, torch.stack([memory, query, -query]), scales)
    compare(query, memory.expand(4, 3), scales)
    wide = torch.tensor(rng.normal(size=(6, 12)))
    compare(wide[0, ::2], wide.T[:, :6], wide[1, :6].abs() + 0.5)
    compare(wide[:, 0], wide.T, torch.tensor(2.0, dtype=torch.float64).expand(6))
    compare(
        torch.tensor([1e5]), torch.tensor([[100_000.5], [99_999.0]]), scales[:1].float()
    )
    compare(torch.tensor([1e-9]), torch.tensor([[3e-9]]), torch.tensor([1e-9]))
    memory = torch.tensor(rng.normal(size=(5, 3)))
    compare(query, memory, scales)
    memory.mul_(-2.0)  # the same tensor holds other numbers now
    compare(query, memory, scales)


# %% [markdown]
# Now ask the policy by memory. Two hundred new observations come; for each it looks up the nearest of 500 remembered ones, and chooses
# what rule B chose then. How often is that what rule B chooses here, too? Once with plain numbers, once with each feature measured in
# its spread; and once with the cart's position and velocity in metres, once **in millimetres**. **Predict** all four shares roughly. A
# coin would get 50 percent. (This cell needs Exercise 2.)


# %% tags=["demo"]
def nearest(
    queries: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    """Return the number of the nearest memory for each of several observations."""
    return torch.stack([distances(q, memory, scales).argmin() for q in queries])


def show_memory(n_runs: int) -> None:
    """Print how often a policy by memory does what rule B does, in two units."""
    shares = dict[tuple[str, str], list[float]]()
    for run in range(n_runs):
        memory, known = drive(500, seed=2 * run)
        queries, right = drive(200, seed=2 * run + 1)
        scaled_choices = list[torch.Tensor]()
        for unit, factor in (("metres", 1.0), ("millimetres", 1000.0)):
            units = torch.tensor([factor, factor, 1.0, 1.0], dtype=torch.float64)
            seen, now = memory * units, queries * units
            for way, scales in (
                ("plain", torch.ones(4, dtype=torch.float64)),
                ("scaled", seen.std(dim=0)),
            ):
                choices = nearest(now, seen, scales)
                share = (known[choices] == right).double().mean().item()
                shares.setdefault((unit, way), []).append(share)
                if way == "scaled":
                    scaled_choices.append(choices)
        assert torch.equal(*scaled_choices)
    means = {key: sum(values) / n_runs for key, values in shares.items()}
    for unit in ("metres", "millimetres"):
        plain, scaled = means[unit, "plain"], means[unit, "scaled"]
        print(f"{unit:11}: plain {plain:4.0%}, scaled {scaled:4.0%}")
    wrong = 1 - means["millimetres", "plain"]
    assert wrong > 2 * (1 - means["metres", "plain"])
    assert wrong > 2 * (1 - means["metres", "scaled"])


with checks.demonstration():
    show_memory(n_runs=4)

# %% [markdown]
# What to see: nobody touched the cart, and yet a mere change of units made the policy err several times as often. In millimetres the
# cart's own two features outweigh the pole's, and rule B looks at the pole alone. With scales the units cancel: difference and spread
# both grow by 1000, and the cell asserts that every single choice stays the same. That is all that standardising promises. It does not
# promise the *best* distance: in metres, the plain numbers did about as well. Which features matter, an agent must learn; the units
# that somebody once chose must not decide it.

# %% [markdown]
# ## Exercise 3: do two vectors agree?
#
# *Medium, about 10 minutes.* Return the cosine similarity of two vectors. It is the same whether they are long or short, and therefore the
# usual way to ask whether two vectors of features are alike, or whether two steps of learning pull the same way.
#
# `cosine(torch.tensor([1.0, 0.0]), torch.tensor([2.0, 2.0]))` is about 0.7071, the cosine of 45 degrees; with `[-3.0, 0.0]` in place of the
# second it is -1.
#
# - The rule for zero vectors: if one of them, or both, are zero, the result is **0**. A tiny vector is not zero.
# - Lengths do not matter: the error is at most $10^{-5}$ in `float32` and $10^{-10}$ in `float64`, for entries of any size that `norm` takes.
# - The result lies between -1 and 1, **both included, and never outside**: not even by a rounding error. (`math.acos` refuses
#   1.0000001.)
#
# <details><summary>Hint</summary>
#
# Make unit vectors first (with your `norm`), then multiply: the product of two huge vectors overflows, that of two unit vectors does not. The
# last step keeps the number within its limits: `clamp`. PyTorch's own `cosine_similarity` fails here for tiny and huge vectors.
#
# </details>


# %% exercise="cosine" task=3
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the cosine of the angle between two vectors, 0 if one of them is zero.

    Args:
        a: Vector of shape ``[n]``, float32 or float64, on the CPU, with entries of the
            sizes that ``norm`` takes; ``n`` is at least 1.
        b: Another one, of the same shape and dtype.

    Returns:
        The cosine, from -1 to 1, shape ``()``, dtype of ``a``.
    """
    # BEGIN SOLUTION
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)
    # END SOLUTION


# %% test="cosine" points=1
def test_cosine() -> None:
    thoughts = {
        "angle": "The dot product of the two unit vectors.",
        "zero": "The rule for zero vectors: 0, not NaN.",
        "size": "Is a tiny vector taken for a zero one? Does a product overflow?",
    }
    for first, second, expected, why in (
        ([1.0, 0.0], [2.0, 2.0], 0.5**0.5, "angle"),
        ([1.0, 0.0], [-3.0, 0.0], -1.0, "angle"),
        ([1.0, 2.0, 2.0], [2.0, 1.0, -2.0], 0.0, "angle"),
        ([0.0, 3.0], [2.0, -2.0], -(0.5**0.5), "angle"),
        ([3.0, 4.0], [0.0, 0.0], 0.0, "zero"),
        ([0.0], [0.0], 0.0, "zero"),
        ([1e-20, 0.0], [2.0, 2.0], 0.5**0.5, "size"),
        ([1e25, 1e25], [1e25, 0.0], 0.5**0.5, "size"),
    ):
        a, b = torch.tensor(first), torch.tensor(second)
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(cosine, a, b)
        what = f"the cosine similarity of {first} and {second}"
        found = checks.tensor(
            what,
            found,
            shape=(),
            dtype=torch.float32,
            thought="A scalar tensor, in the dtype of the vectors.",
        )
        checks.close(what, found, expected, thought=thoughts[why], atol=1e-5)
    generator = torch.Generator().manual_seed(73)
    many = torch.randn(30, 3, generator=generator)
    pairs = [(a, factor * a) for a in many for factor in (3.3, -3.3)]
    largest = max(abs(float(found)) for found in checks.each(cosine, pairs))
    checks.true(
        "every cosine of 60 pairs is from -1 to 1",
        largest <= 1,
        thought="Rounding errors push some over an edge. Which method cuts them off?",
    )


# %% hidden="cosine" points=2
def hidden_cosine() -> None:
    def compare(a: torch.Tensor, b: torch.Tensor) -> None:
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(cosine, a, b)
        found = checks.tensor(
            "the cosine similarity",
            found,
            shape=(),
            dtype=a.dtype,
            thought="Is it a scalar tensor in the dtype of the vectors, always?",
        )
        x, y = ([Fraction(number) for number in one.tolist()] for one in (a, b))
        product = sum((p * q for p, q in zip(x, y, strict=True)), Fraction(0))
        squares = sum(p * p for p in x) * sum(q * q for q in y)
        share = float(product * product / squares) if squares else 0.0
        checks.close(
            "the cosine similarity",
            found,
            math.sqrt(share) if product > 0 else -math.sqrt(share),
            thought="Is it right for vectors of any length, and 0 with a zero vector?",
            rtol=0.0,
            atol=1e-5 if a.dtype == torch.float32 else 1e-10,
        )

    rng = np.random.default_rng(74)
    for n in (1, 2, 3, 9, 100):
        a, b = torch.tensor(rng.normal(size=(2, n)))
        zero = torch.zeros(n, dtype=torch.float64)
        for first, second in (
            (1.0, 1.0),
            (1.0, 1e-22),
            (1e-22, -1e-22),
            (1e-25, 1e25),
            (1e-28, 1e-28),
            (1e28, -1e28),
        ):
            compare(first * a, second * b)
            compare((first * a).float(), (second * b).float())
            compare(first * a, second * a)
        for first, second in (
            (1e-240, 1e-240),
            (1e240, 1e240),
            (-1e-240, 1e240),
            (1.0, 1e-161),
        ):
            compare(first * a, second * b)
            compare(second * b, first * b)
        for first, second in ((a, zero), (zero, b), (zero, zero)):
            compare(first, second)
            compare(first.float(), second.float())
    for numbers in ([1.0, -1.0], [0.0, 3.0], [-3.0, 0.0], [0.0, -3.0]):  # not zero
        one, other = torch.tensor(numbers), torch.tensor([2.0, 1.0])
        compare(one, other)
        compare(other, one)
    compare(torch.tensor([1e30, 0.0]), torch.tensor([1e-30, 1e-30]))
    compare(torch.tensor([1e-30]), torch.tensor([-1e-30]))
    compare(torch.tensor([1e250, 1e-250], dtype=torch.float64), torch.ones(2).double())
    compare(torch.tensor([1.0, 1e-3]), torch.tensor([-1e-3, 1.0]))
    compare(torch.tensor([1.0, 1e-4]).double(), torch.tensor([1.0, 0.0]).double())
    wide = torch.tensor(rng.normal(size=(4, 12)))
    compare(wide[0, ::3], wide[:, 5])
    compare(torch.tensor([2.0], dtype=torch.float64).expand(4), wide[:, 1])
    for dtype in (torch.float32, torch.float64):
        for n in (2, 5, 30):
            many = torch.tensor(rng.normal(size=(60, n)), dtype=dtype)
            pairs = [(a, factor * a) for a in many for factor in (3.3, -0.7)]
            found = [float(one) for one in checks.each(cosine, pairs)]
            checks.true(
                "every cosine similarity",
                max(found) <= 1 and min(found) >= -1,
                thought="Does rounding push some of them outside of -1 and 1?",
            )


# %% [markdown]
# ## The nearest point of a line
#
# Back to Lemma 1, this time with your own eyes. The grey line is that of $b = (2, 1)$, the arrow is $a = (1, 2)$. The slider moves the point $c\,b$
# along the line, and a circle about the tip of $a$ goes through it. Search for the $c$ with the shortest distance. What do you notice
# there about the circle, and about the angle? (Without a slider you see $c = 0.3$.)


# %% tags=["demo"] alt="The arrow a from the origin to (1, 2), the arrow b to (2, 1), and the line through b. A dashed line leads from the tip of a to the point 0.3 b on the line, and a circle about the tip of a goes through that point and cuts the line once more further up: other points of the line are nearer."
def nearest_figure(c: float) -> Figure:
    """Draw the way from the tip of a = (1, 2) to the point c b of the line of b."""
    a, b = (1.0, 2.0), (2.0, 1.0)
    at = (c * b[0], c * b[1])
    figure, axes = plt.subplots(figsize=(4.6, 4.4))
    axes.axline((0, 0), b, color="0.6", linewidth=1)
    vectors.arrow(axes, b, colour=plots.PALETTE[1], name="b", width=3.5)
    vectors.arrow(axes, a, colour=plots.PALETTE[0], name="a")
    axes.plot([at[0], a[0]], [at[1], a[1]], "--", color="black", label="a - c b")
    axes.plot(*at, "o", color="black", markersize=7, zorder=4, label="c b")
    axes.add_patch(Circle(a, math.dist(a, at), fill=False, ec="0.5", ls=":"))
    if math.isclose(c, 0.8, abs_tol=1e-9):
        vectors.right_angle(axes, at, a, (0.0, 0.0), size=0.15)
    axes.set(xlim=(-1.5, 3.5), ylim=(-1, 4), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.set_title(f"c = {c:.1f}: distance {math.dist(a, at):.3f}")
    axes.legend(loc="upper right")
    return figure


controls.interactive_figure(
    nearest_figure, c=controls.slider(-0.5, 1.5, 0.1, 0.3, "c (times b)")
)

# %% [markdown]
# The shortest distance is at $c = 0.8$, which is $\frac{a \cdot b}{b \cdot b} = \frac{4}{5}$. There the circle only touches the line, and the
# dashed way meets it at a right angle. Does Lemma 1 hold in seven dimensions, where nobody can look? For random arrows we compare the
# projection with a thousand other points of the line.


# %% tags=["demo"]
def check_lemma(n_pairs: int) -> None:
    """Compare the projections of random arrows with other points of the line."""
    source = torch.Generator().manual_seed(7)
    for _ in range(n_pairs):
        a, b = torch.randn(2, 7, generator=source, dtype=torch.float64)
        p = (a @ b) / (b @ b) * b
        others = 4 * torch.randn(1000, 1, generator=source, dtype=torch.float64) * b
        squares = (others - a).square().sum(dim=1)
        pieces = (a - p) @ (a - p) + (others - p).square().sum(dim=1)
        assert torch.allclose(squares, pieces)  # the equation in the proof
        assert abs((a - p) @ b) < 1e-12
        assert (squares > (a - p) @ (a - p)).all()
    print(f"{n_pairs} projections: at a right angle, none of 1000 others nearer")


check_lemma(50)

# %% [markdown]
# ## Exercise 4: a projection
#
# *Easy, about 5 minutes.* Return the projection of $a$ onto $b$, for vectors of any number of entries.
#
# The projection of $(1, 2)$ onto $(2, 1)$ is $(1.6, 0.8)$; onto $(-20, -10)$ it is the same, because only the *line* of $b$ counts.
#
# - The projection onto a zero vector is zero, and so is the projection of a zero vector. A tiny vector is not zero.
# - The error is at most $10^{-5}$ of the length of $a$ (in `float64`, $10^{-10}$ of it), for entries of any size that `norm` takes.
#
# <details><summary>Hint</summary>
#
# Follow the pseudocode of the projection. With a unit vector no square of a huge or tiny number is needed.
#
# </details>


# %% exercise="project" task=4
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the point on the line of b that is nearest to a.

    Args:
        a: Vector of shape ``[n]``, float32 or float64, on the CPU, with entries of the
            sizes that ``norm`` takes; ``n`` is at least 1.
        b: Another one, of the same shape and dtype; its line is the origin alone if it
            is zero.

    Returns:
        The projection of ``a`` onto ``b``, shape ``[n]``, dtype of ``a``.
    """
    # BEGIN SOLUTION
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return (a @ unit) * unit
    # END SOLUTION


# %% test="project" points=1
def test_project() -> None:
    for first, second, expected, thought in (
        ([1.0, 2.0], [2.0, 1.0], [1.6, 0.8], "(a · u) u with u = b / ‖b‖."),
        ([1.0, 2.0], [-20.0, -10.0], [1.6, 0.8], "Does the length of b matter?"),
        ([-1.0, 2.0, 5.0], [0.0, 3.0, 0.0], [0.0, 2.0, 0.0], "Onto the second axis."),
        ([1.0, 2.0], [1.0, -1.0], [-0.5, 0.5], "Is b zero? Its entries only sum to 0."),
        ([1.0, 2.0], [0.0, 0.0], [0.0, 0.0], "The line of 0 is the origin alone."),
        ([0.0, 0.0], [2.0, 1.0], [0.0, 0.0], "The origin lies on every line."),
        ([4.0], [-0.5], [4.0], "In one dimension a lies on the line of b."),
        ([1.0, 2.0], [2e-25, 1e-25], [1.6, 0.8], "Does a tiny b count as zero?"),
        ([1.0, 2.0], [2e25, 1e25], [1.6, 0.8], "Does a square overflow?"),
    ):
        a, b = torch.tensor(first), torch.tensor(second)
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(project, a, b)
        what = f"the projection of {first} onto {second}"
        found = checks.tensor(
            what,
            found,
            shape=(len(first),),
            dtype=torch.float32,
            thought="A vector, in the shape and dtype of a.",
        )
        checks.close(what, found, expected, thought=thought, atol=1e-5)


# %% hidden="project" points=2
def hidden_project() -> None:
    def compare(a: torch.Tensor, b: torch.Tensor) -> None:
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(project, a, b)
        found = checks.tensor(
            "the projection",
            found,
            shape=tuple(a.shape),
            dtype=a.dtype,
            thought="Is it a vector in the shape and dtype of a, always?",
        )
        x, y = ([Fraction(number) for number in one.tolist()] for one in (a, b))
        product = sum((p * q for p, q in zip(x, y, strict=True)), Fraction(0))
        square = sum((q * q for q in y), Fraction(0))
        c = product / square if square else Fraction(0)
        digits = 1e-5 if a.dtype == torch.float32 else 1e-10
        checks.close(
            "the projection",
            found,
            np.array([float(c * q) for q in y]),
            thought="Is it the nearest point, for a and b of any size, zero too?",
            rtol=0.0,
            atol=digits * math.hypot(*a.tolist()),
        )

    rng = np.random.default_rng(75)
    for n in (1, 2, 3, 8, 100):
        a, b = torch.tensor(rng.normal(size=(2, n)))
        zero = torch.zeros(n, dtype=torch.float64)
        for first, second in (
            (1.0, 1.0),
            (1.0, 1e-22),
            (1e-22, -1e-22),
            (1e-25, 1e25),
            (1e-28, 1e-28),
            (1e28, -1e28),
        ):
            compare(first * a, second * b)
            compare((first * a).float(), (second * b).float())
            compare(first * a, second * a)
        for first, second in (
            (1e-240, 1e-240),
            (1e240, 1e240),
            (-1e-240, 1e240),
            (1.0, 1e-161),
        ):
            compare(first * a, second * b)
            compare(second * b, first * a)
        for first, second in ((a, zero), (zero, b), (zero, zero)):
            compare(first, second)
            compare(first.float(), second.float())
    for numbers in ([1.0, -1.0], [0.0, 3.0], [-3.0, 0.0], [0.0, -3.0]):  # not zero
        one, other = torch.tensor(numbers), torch.tensor([2.0, 1.0])
        compare(one, other)
        compare(other, one)
    compare(torch.tensor([0.0, 2.0]), torch.tensor([5.0, 0.0]))
    compare(torch.tensor([1e30, -1e30]), torch.tensor([1e-30, 0.0]))
    compare(torch.tensor([3.0, 1.0]), torch.tensor([1e30, 1e-30]))
    compare(torch.tensor([5.0, 1.0]), torch.tensor([0.1, 0.1]))
    compare(torch.tensor([-5.0, 1.0]), torch.tensor([0.01, 0.1]))
    compare(torch.tensor([1 / 3, 0.1], dtype=torch.float64), torch.ones(2).double())
    wide = torch.tensor(rng.normal(size=(4, 12)))
    compare(wide[0, ::3], wide[:, 5])
    compare(wide[:, 1], torch.tensor([2.0], dtype=torch.float64).expand(4))
    compare(wide[0], wide[0])


# %% [markdown]
# ## What does one trial tell?
#
# Now the second question of the beginning. A policy has ten weights $w$, and its return is $J(w)$. To learn, we look for the direction in
# which the return grows fastest. (It is called the gradient, and Part 2.1 is about it. Here we only *try*.) Our tiny world is a tilted plane,
# which is what a smooth return looks like from close by, and on which the answer is known: $J(w) = g \cdot w$ with $\lVert g \rVert = 1$.
# The best direction is $g$ itself, for among all unit vectors $u$ the slope $g \cdot u$ is largest for $u = g$: Lemma 2.
#
# One **trial** takes a random unit vector $u$ and plays two episodes, with the weights $w + u$ and $w - u$. Half the difference of the two
# returns is
#
# $$\tfrac12 \bigl(J(w + u) - J(w - u)\bigr) = \tfrac12 \bigl(g \cdot (w + u) - g \cdot (w - u)\bigr) = g \cdot u .$$
#
# So the arrow that a trial gives us, this number times $u$, is $(g \cdot u)\,u$: **exactly the projection of $g$ onto the direction
# that was tried**. A trial shows the shadow of the best direction on its own line, and nothing else. Many shadows on different lines,
# averaged, reveal the direction. Salimans and others trained networks to play Atari games with averages of this kind.
#
# **Predict:** with 10 weights, what is the cosine similarity between $g$ and the average of 1, 10, 100 trials? And if each return also
# carries noise, of standard deviation 1? (This cell needs Exercises 1, 3 and 4.)


# %% tags=["demo"]
def trials(best: torch.Tensor, n: int, noise: float, seed: int) -> torch.Tensor:
    """Return what each of several random trials tells about the best direction.

    Args:
        best: Direction in which the return grows fastest, shape ``[d]``, float64.
        n: Number of trials.
        noise: Standard deviation of the noise in each return.
        seed: Seed of the directions and of the noise.

    Returns:
        Half the difference of the two returns times the direction, for each trial:
        shape ``[n, d]``, float64.
    """
    source = torch.Generator().manual_seed(seed)
    weights, *ways = torch.randn(
        n + 1, len(best), generator=source, dtype=torch.float64
    )
    luck = noise * torch.randn(n, 2, generator=source, dtype=torch.float64)
    units = torch.stack([way / norm(way) for way in ways])
    forth = (weights + units) @ best + luck[:, 0]
    back = (weights - units) @ best + luck[:, 1]
    arrows = (forth - back)[:, None] / 2 * units
    if noise == 0:
        shadows = torch.stack([project(best, unit) for unit in units[:10]])
        assert torch.allclose(arrows[:10], shadows)
    return arrows


def show_trials(counts: tuple[int, ...], n_runs: int) -> None:
    """Print how well averages of trials agree with the best direction."""
    means = dict[float, list[float]]()
    for noise in (0.0, 1.0):
        found = torch.zeros(n_runs, len(counts), dtype=torch.float64)
        for run in range(n_runs):
            source = torch.Generator().manual_seed(1000 + run)
            way = torch.randn(10, generator=source, dtype=torch.float64)
            best = way / norm(way)
            arrows = trials(best, counts[-1], noise, seed=run)
            for column, n in enumerate(counts):
                found[run, column] = cosine(arrows[:n].mean(dim=0), best)
        means[noise] = found.mean(dim=0).tolist()
        pairs = zip(counts, means[noise], strict=True)
        told = ", ".join(f"{n}: {similarity:.2f}" for n, similarity in pairs)
        print(f"noise {noise:.0f}: cosine after trials, mean of {n_runs} runs  {told}")
        assert means[noise] == sorted(means[noise]) and means[noise][-1] > 0.75
        assert (found[:, 0] < 0).any() == (noise > 0)
    assert all(a > b for a, b in zip(means[0.0], means[1.0], strict=True))


with checks.demonstration():
    show_trials((1, 10, 100), n_runs=40)

# %% [markdown]
# What to see: one trial is a faint hint, since nearly all directions in ten dimensions are nearly at a right angle to $g$. But without
# noise **it never points the wrong way**: its dot product with $g$ is $(g \cdot u)^2$, which is not negative. As many trials as weights get
# within about 45 degrees of $g$, a hundred within about 15. With noise in the returns a single trial is often plain wrong, and an average as
# good as before takes several times as many trials. That is the price of learning by trial and error, and one reason why most of this course
# computes gradients.

# %% [markdown]
# ## Exercise 5: the picture of a projection
#
# *Medium, about 10 minutes.* Draw vectors $a$ and $b$ of two entries, and the projection $p$ of $a$ onto $b$. In one pair of axes:
#
# - exactly **three arrows**, all from the origin: $a$, $b$ and $p$, in three colours;
# - the way from $p$ to $a$ as **a dashed or dotted line** without a head (`axes.plot` draws one; more lines are welcome);
# - **a legend** in which `a`, `b` and `p` (exactly so, or in dollar signs) stand beside the colours of their arrows;
# - a unit is as long along x as along y, so that the right angle *is* one; arrows and line lie within the limits of the axes; both axes
#   have labels.
#
# Return the `Figure`, a new one at each call. `vectors.arrow(axes, head, colour=..., name="a")` of the course draws an arrow from the origin,
# with a name for the legend; `axes.quiver`, `axes.annotate` or `axes.arrow` will do as well.
#
# For $a = (1, 2)$ and $b = (2, 1)$, $p$ ends at $(1.6, 0.8)$, and the dashed line leads from there to $(1, 2)$.
#
# <details><summary>Hint</summary>
#
# `plt.subplots()`, then the arrows, `axes.plot([x, ...], [y, ...], "--")` for the line, and `axes.set_aspect("equal")`. The arrows of $b$ and $p$ lie on
# each other: draw $b$ first and wider (`width=4`), and both can be seen.
#
# </details>


# %%
def check_projection(figure: Figure, a: torch.Tensor, b: torch.Tensor) -> None:
    """Check all that the picture of a projection must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    x, y = np.array(a.tolist()), np.array(b.tolist())
    p = np.dot(x, y) / np.dot(y, y) * y
    found = {
        name: checks.vector(f"the arrow of {name}", axes, (0, 0), head, thought=thought)
        for name, head, thought in (
            ("a", x.tolist(), "From the origin to a."),
            ("b", y.tolist(), "From the origin to b."),
            ("p", p.tolist(), "From the origin to the nearest point: of b, or of a?"),
        )
    }
    checks.equal(
        "the number of arrows",
        len(checks.vectors(axes)),
        3,
        thought="Three arrows, and no others: the line from p to a has no head.",
    )
    size = float(np.abs([x, y]).max())
    styles = list[str]()
    for curve in checks.curves(axes):
        way = (x - p) / np.linalg.norm(x - p)
        along, aside = (curve.xy - p) @ way, (curve.xy - p) @ [-way[1], way[0]]
        reach = sorted([along[0], along[-1]])
        ends = np.array([0.0, np.linalg.norm(x - p)])
        if max(*np.abs(reach - ends), *np.abs(aside)) <= 1e-4 * size:
            styles.append(curve.look.style if curve.look.line else "-")
    checks.true(
        "the line from p to a",
        bool(styles),
        thought="A line from the tip of p to the tip of a, as `axes.plot` draws it.",
    )
    checks.true(
        "the style of the line from p to a",
        "-" not in styles,
        thought="Dashed or dotted, so that nobody takes it for an arrow.",
    )
    looks = {name: [one.look] for name, one in found.items()}
    checks.told_apart("the arrows", looks, thought="Three arrows, three colours.")
    entries = checks.names(axes)
    for name, one in found.items():
        colours = [look.rgb for text, look in entries if text.strip("$ ") == name]
        checks.true(
            f"the legend's entry for {name}",
            bool(colours) and all(colour == one.look.rgb for colour in colours),
            thought="Does the legend have a, b and p, each beside its arrow's colour?",
        )
    checks.equal_units(axes, thought='`axes.set_aspect("equal")` makes them alike.')
    checks.in_view(
        "the picture",
        axes,
        x=[0.0, x[0], y[0], p[0]],
        y=[0.0, x[1], y[1], p[1]],
        thought="Do the limits of the axes cut something off?",
    )


# %% exercise="projection_figure" task=4
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    """Draw two vectors, and the projection of the first onto the second.

    Args:
        a: Vector of shape ``[2]``, float32, on the CPU.
        b: Another one, such that ``a``, ``b`` and the projection are three different
            vectors, none of them zero.

    Returns:
        A figure with one pair of axes.
    """
    # BEGIN SOLUTION
    p = project(a, b)
    figure, axes = plt.subplots(figsize=(5, 4.4))
    for name, head, colour, width in (
        ("b", b, plots.PALETTE[1], 4.0),
        ("p", p, plots.PALETTE[2], 2.0),
        ("a", a, plots.PALETTE[0], 2.0),
    ):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name, width=width)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black", label="a - p")
    size = 0.08 * norm(a).item()
    vectors.right_angle(axes, p.tolist(), a.tolist(), (0, 0), size=size)
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure
    # END SOLUTION


# %% test="projection_figure" points=1
def test_projection_figure() -> None:
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([2.0, 1.0])
    with checks.unchanged(a=a, b=b):
        figure = checks.figure_of(
            projection_figure,
            a,
            b,
            n_axes=1,
            thought="A figure with one pair of axes, both labelled.",
        )
    check_projection(figure, a, b)


# %% hidden="projection_figure" points=2
def hidden_projection_figure() -> None:
    for first, second in (
        ([-2.0, 1.0], [3.0, 1.0]),
        ([4.0, 1.0], [1.0, -0.5]),
        ([-1.0, -4.0], [-2.0, -1.0]),
        ([0.3, 0.5], [0.4, -0.1]),
        ([1.0, 2.0], [-3.0, 0.0]),
        ([2.5, 0.5], [0.0, 1.5]),
    ):
        a, b = torch.tensor(first), torch.tensor(second)
        with checks.unchanged(a=a, b=b):
            figure = checks.figure_of(
                projection_figure,
                a,
                b,
                n_axes=1,
                thought="A new figure each time, one pair of labelled axes?",
            )
        check_projection(figure, a, b)


# %% [markdown]
# Your own picture, once with a shadow that falls forwards and once with one that falls backwards. What sign does $a \cdot b$ have in
# the second? (This cell needs Exercise 5.)

# %% tags=["demo"] alt="Two figures. In the first, a goes to (1, 3), b to (4, 1); p lies on b, and a dashed line leads from its tip to the tip of a at a right angle to b. In the second, a goes to (-2, 2), b to (3, 1); p points backwards, away from b, and the dashed line again meets the line of b at a right angle."
with checks.demonstration():
    for first_head, second_head in (
        ((1.0, 3.0), (4.0, 1.0)),
        ((-2.0, 2.0), (3.0, 1.0)),
    ):
        projection_figure(torch.tensor(first_head), torch.tensor(second_head))
    plt.show()

# %% [markdown]
# ## Summary and outlook
#
# - The norm is the root of the sum of squares. Squares overflow long before lengths do: divide by the largest entry first.
# - A distance is the norm of a difference. Take the difference first: without that, 10000 and 10001 would have the distance 0.
# - Plain distances depend on units. A policy by memory chose right in 96 percent of all cases in metres, in 73 in millimetres; with each
#   feature measured in its spread, every choice was the same in both units.
# - The cosine similarity compares directions, whatever the lengths. It lies between -1 and 1 (Cauchy and Schwarz), `clamp` removes what
#   rounding adds, and with a zero vector it is 0 by a rule of ours.
# - The projection is the nearest point of a line, and the way to it is at a right angle. Onto a zero vector it is zero, since its line is
#   one point.
# - A random trial shows the projection of the best direction onto the direction tried. The cosine similarity with it, without noise, was 0.23
#   for one trial, 0.73 for ten, 0.97 for a hundred.
#
# **Next**: Part 1.8 moves whole sets of points, by rotations and scalings. Part 1.9 whitens data, so that distances no longer depend on units
# *or* on features that go together. Part 2.1 computes the direction that we have only tried here.
#
# **Further reading**: Sections 1.2 and 4.2 of Strang, for projections onto planes. Section 9.9 of Sutton and Barto, on agents that remember
# instead of learning weights.
