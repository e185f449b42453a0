# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.8: Linear transformations of data"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# CartPole never tells an agent where the tip of the pole is. It tells an angle, and whoever wants to draw the pole has to *turn* an upright
# one by it. A robot's camera does not say where a door is in the building, but where it is *from here*: the building, moved and turned. And
# before a network gets to see metres and radians, somebody has *scaled* them. Three everyday chores, and up to a shift each of them is one
# matrix that is applied to every row of a table.
#
# Do two of them one after the other, and you meet the mistake that this part is about. Turn and then stretch, or stretch and then turn:
# numbers come out in both cases, no error is raised, and only one of the two is what you meant. So here is the question: *what does a matrix
# do to points, and when does the order of two such steps matter?*
#
# **After this part you can**
#
# - see from the columns of a matrix what it does, and write down the matrix that does what you want;
# - make matrices that rotate and that scale, and apply them to a whole set of points at once;
# - rotate about any point of the plane, and go from the world's frame to the frame of an agent;
# - draw a shape before and after a transformation, and say by what factor its area changes;
# - predict what a chain of transformations does, and say why its order matters.
#
# **You need** Part 1.3 (dot product), Part 1.6 (matrix multiplication and transpose) and, for two proofs, Part 1.7 (angles and projections).
# From school, the sine and the cosine.
#
# **Time** about 30 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), sections 8.1 and 8.2 for linear transformations and their
# matrices, and 5.3 for areas; van der Pol, Worrall, van Hoof, Oliehoek and Welling, *MDP Homomorphic Networks: Group Symmetries in
# Reinforcement Learning* (2020), for the mirror of CartPole; the page "Cart Pole" of Gymnasium's documentation.

# %%
import cmath
import math
import re
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium.envs.classic_control import CartPoleEnv
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks
from rlcourse.figures import animations, controls, plots, vectors

plots.use_style()

# The letter F: turned, mirrored or slanted, it always looks different.
LETTER = torch.zeros(10, 2)
LETTER[:, 0] = torch.tensor([0, 0, 2, 2, 0.5, 0.5, 1.5, 1.5, 0.5, 0.5])
LETTER[:, 1] = torch.tensor([0, 3, 3, 2.5, 2.5, 1.75, 1.75, 1.25, 1.25, 0])

# %% [markdown]
# ## The mathematics
#
# A **linear transformation** $T$ turns vectors into vectors, and respects the two operations of Part 1.3: for all vectors $a$, $b$ and
# numbers $c$,
#
# $$T(a + b) = T(a) + T(b), \qquad T(c\,a) = c\,T(a) .$$
#
# Let $e_j$ be the **unit vector** that has a 1 at place $j$ and zeros elsewhere.
#
# **Lemma 1** (columns). A linear transformation is multiplication by a matrix, $T(x) = M x$, and by one matrix only: the one whose column
# $j$ is the image $T(e_j)$.
#
# *Proof.* Take $x$ apart, $x = \sum_j x_j\, e_j$. Since $T$ respects sums and factors, $T(x) = \sum_j x_j\, T(e_j)$, and this is $M x$ for
# the matrix with the columns $T(e_j)$. Conversely, $M e_j$ is column $j$ of $M$, whatever $M$ is. So a matrix that does the same as $T$ has
# these columns. $\blacksquare$
#
# **Rotation.** Turn the plane about the origin by the angle $\theta$, anticlockwise if $\theta > 0$. If two arrows are
# turned, so is their sum, and any multiple of one: rotation is linear. It carries $e_0$ to $(\cos\theta, \sin\theta)$ and $e_1$, a quarter
# turn ahead, to $(-\sin\theta, \cos\theta)$. By Lemma 1
#
# $$R(\theta) = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix} .$$
#
# **Scaling** multiplies entry $j$ by a factor $s_j$. It carries $e_j$ to $s_j\, e_j$, so its matrix $S$ has the factors on the diagonal and
# zeros elsewhere.
#
# **Lemma 2.** A rotation preserves dot products, $(R x) \cdot (R y) = x \cdot y$, and so all lengths, distances and angles.
#
# *Proof.* The columns of $R$ have length 1, because $\cos^2\theta + \sin^2\theta = 1$, and their dot product is
# $-\cos\theta \sin\theta + \sin\theta \cos\theta = 0$. In one line: $R^\top R = I$. Hence
# $(R x) \cdot (R y) = x^\top R^\top R\, y = x \cdot y$. Lengths, distances and angles are computed from dot products (Part 1.7).
# $\blacksquare$
#
# Since $R^\top R = I$, the transpose undoes the rotation: it is $R(-\theta)$.
#
# The **determinant** of a 2 by 2 matrix is the number $\det M = M_{00} M_{11} - M_{01} M_{10}$.
#
# **Lemma 3.** $M$ multiplies the area of every polygon by $|\det M|$.
#
# *Proof.* Take a triangle, two of whose sides are the arrows $a$ and $b$ from one corner, and let $A$ be the matrix with the columns $a$ and
# $b$. Twice its area is base times height. The base is $\lVert a \rVert$, and the height is what is left of $b$ when its projection onto
# $a$ is taken off. So twice the area, squared, is
#
# $$\lVert a \rVert^2 \left(\lVert b \rVert^2 - \frac{(a \cdot b)^2}{\lVert a \rVert^2}\right)
#   = (a_0^2 + a_1^2)(b_0^2 + b_1^2) - (a_0 b_0 + a_1 b_1)^2 = (a_0 b_1 - a_1 b_0)^2 = (\det A)^2 .$$
#
# $M$ maps the triangle onto the one with the sides $M a$ and $M b$, the columns of $M A$. Multiply out, and you find
# $\det(M A) = \det M\, \det A$. So the area of every triangle is multiplied by $|\det M|$, and every polygon can be cut into triangles. If
# $\det M \ne 0$, different points have different images, so the images do not overlap either; if it is 0, all are flat. $\blacksquare$
#
# **Chains.** First $A$, then $B$: the point $x$ becomes $B (A x) = (B A)\, x$, because brackets do not matter (Part 1.6). So the whole
# chain is **one** matrix, in which the first step stands on the **right**.
#
# **Points in rows: our convention.** Data comes with one point in each row: $X$ has shape `(n, d)`. The rows of $X M^\top$ are the
# transformed points, since $(M x)^\top = x^\top M^\top$. So we write `X @ M.T`, always. (It is also what a linear layer of PyTorch
# computes.) For a chain, $X A^\top B^\top = X (B A)^\top$: beside rows, the steps stand in the order in which they happen.
#
# **Moving is not linear.** Adding a fixed vector $t$ to all points does not keep the origin where it is, but $T(0) = 0\, T(0) = 0$. To turn
# about another centre $c$, move the centre to the origin first, and back last:
#
# ```text
# Turn the points x about the centre c by the angle θ
# 1  R ← the rotation by θ
# 2  for each point x:          (in code: all rows in one product)
# 3      x ← x - c
# 4      x ← R x
# 5      x ← x + c
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $X$ | points, one in each row | `points`, `corners` | `(n, 2)` | `float32` or `float64` |
# | $M$ | matrix of a transformation | `matrix` | `(2, 2)` | that of the points |
# | $X M^\top$ | the transformed points | `points @ matrix.T` | `(n, 2)` | that of the points |
# | $R(\theta)$ | rotation, $\theta$ in radians | `rotation(angle, dtype)` | `(2, 2)` | `dtype` |
# | $S$ | scaling | `torch.diag(factors)` | `(d, d)` | that of `factors` |
# | $B A$ | first $A$, then $B$ | `b @ a` | `(2, 2)` | that of both |
# | $\det M$ | determinant | `torch.det(matrix)` | `()` | that of `matrix` |
# | $c$ | centre of a rotation | `centre` | `(2,)` | that of the points |
#
# **Predict, then run.** Where do these five matrices carry $e_0 = (1, 0)$ and $e_1 = (0, 1)$? What happens to the letter F, and what to its
# area?
#
# ```text
# A: 2 0    B: -1 0    C: 0 -1    D: 1 1    E: 1 2
#    0 1        0 1       1  0       0 1       2 4
# ```


# %% tags=["demo", "nbval-check-output"]
def show_columns() -> None:
    """Print where the matrices A to E carry the unit vectors, and determinants."""
    for name, rows in {
        "A": [[2.0, 0.0], [0.0, 1.0]],
        "B": [[-1.0, 0.0], [0.0, 1.0]],
        "C": [[0.0, -1.0], [1.0, 0.0]],
        "D": [[1.0, 1.0], [0.0, 1.0]],
        "E": [[1.0, 2.0], [2.0, 4.0]],
    }.items():
        matrix = torch.tensor(rows)
        unit_vectors = torch.eye(2)  # in rows, like all points
        images = unit_vectors @ matrix.T
        assert torch.equal(images, matrix.T)  # Lemma 1: the columns, now in rows
        first, second = ([int(number) for number in image] for image in images)
        determinant = int(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0])
        print(f"{name}: e0 -> {first!s:7}  e1 -> {second!s:7}  det {determinant:2}")


show_columns()

# %% [markdown]
# What to see: A stretches, B mirrors (its determinant is negative, its area factor 1), C is a quarter turn, and D slants. E carries both
# unit vectors onto one line, and with them the whole plane: no area is left, and nobody can tell any more where a point came from.
#
# ## Columns tell it all
#
# Here is a **shear**: matrix D with a number $k$ in its upper right corner. Its two columns are drawn as arrows. Before you move the
# slider: which of the two arrows will move? Will the area of the letter change? (Without a slider you see $k = 0.8$.)


# %% tags=["demo"] alt="The letter F, upright in pale grey and slanted to the right in blue, with two arrows from the origin. The image of e0 points to (1, 0) as before, that of e1 to (0.8, 1). The title says that k is 0.8, the matrix is 1, 0.8; 0, 1, and the area factor 1."
def filled(
    axes: Axes, corners: torch.Tensor, colour: str, line: str, name: str
) -> None:
    """Fill the shape of these corners, and draw its edge in a style of its own."""
    x, y = corners.T.tolist()
    axes.fill(x, y, facecolor=colour, alpha=0.25)
    axes.fill(x, y, fill=False, edgecolor=colour, linestyle=line, lw=1.6, label=name)


def shear_figure(k: float) -> Figure:
    """Draw the letter before and after a shear, and the columns of its matrix."""
    matrix = torch.tensor([[1.0, k], [0.0, 1.0]])
    figure, axes = plt.subplots(figsize=(6.0, 3.0))
    filled(axes, LETTER, "0.5", "--", "before")
    filled(axes, LETTER @ matrix.T, plots.PALETTE[0], "-", "after")
    for j, (x, y) in enumerate(matrix.T.tolist()):
        colour = plots.PALETTE[j + 1]
        vectors.arrow(axes, (x, y), colour=colour)
        axes.text(x + 0.2, y - 0.4, f"M e{j}", color=colour, fontweight="bold")
    axes.set(xlim=(-4.5, 6.5), ylim=(-1, 3.5), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend(loc="upper left")
    factor = abs(torch.det(matrix).item())
    axes.set_title(f"k = {k:.1f}: M = [[1, {k:.1f}], [0, 1]], area factor {factor:g}")
    return figure


controls.interactive_figure(
    shear_figure, k=controls.slider(-1.5, 1.5, 0.1, 0.8, "k (shear)")
)

# %% [markdown]
# Only $M e_1$ moves: $k$ stands in column 1. Every point slides sideways, the further the higher it is, and the area stays, as
# $\det M = 1 \cdot 1 - k \cdot 0$ says. That is how you read a matrix: by columns.

# %% [markdown]
# ## Exercise 1: a rotation
#
# *Easy, about 5 minutes.* Return the matrix $R(\theta)$ of the plane, in the dtype that is asked for: `torch.float32` or `torch.float64`.
#
# For `math.pi / 2` it is `[[0, -1], [1, 0]]`, up to rounding: $e_0$ goes to $(0, 1)$.
#
# - The angle is in radians, and may be negative, zero, more than a full turn, or a whole number such as `2`.
# - The entries are off by at most 1e-6 in `float32`, and 1e-9 in `float64`.
# - Each call returns a new tensor.
#
# <details><summary>Hint</summary>
#
# `math.cos` and `math.sin` compute with all the digits of Python's numbers. Write the matrix as a list of two *rows*, and check by its
# columns. What is the dtype of `torch.tensor(0.5)`?
#
# </details>


# %% exercise="rotation" task=1
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    """Return the matrix that turns the plane about the origin.

    Args:
        angle: Angle in radians, from -10 to 10, anticlockwise where it is positive.
        dtype: ``torch.float32`` or ``torch.float64``.

    Returns:
        The matrix, shape ``[2, 2]``, of this dtype, on the CPU; points in rows are
        turned by ``points @ matrix.T``.
    """
    # BEGIN SOLUTION
    cosine, sine = math.cos(angle), math.sin(angle)
    return torch.tensor([[cosine, -sine], [sine, cosine]], dtype=dtype)
    # END SOLUTION


# %% test="rotation" points=1
def test_rotation() -> None:
    half = math.sqrt(0.5)
    for angle, expected, told in (
        (math.pi / 2, [[0.0, -1.0], [1.0, 0.0]], "a quarter turn"),
        (-math.pi / 2, [[0.0, 1.0], [-1.0, 0.0]], "a quarter turn, clockwise"),
        (math.pi / 4, [[half, -half], [half, half]], "an eighth of a turn"),
        (0, [[1.0, 0.0], [0.0, 1.0]], "no turn"),
        (3 * math.pi / 2, [[0.0, 1.0], [-1.0, 0.0]], "three quarters of a turn"),
        (1, [[0.540302305868, -0.841470984808], [0.841470984808, 0.540302305868]], "1"),
    ):
        for dtype, digits in ((torch.float32, 1e-6), (torch.float64, 1e-9)):
            matrix = checks.tensor(
                f"the matrix of {told}",
                checks.attempt(rotation, angle, dtype),
                shape=(2, 2),
                dtype=dtype,
                thought="Two rows and two columns, in the dtype that is asked for.",
            )
            checks.close(
                f"the matrix of {told} in {dtype}",
                matrix,
                expected,
                thought="Column 0 is where (1, 0) goes, column 1 where (0, 1) goes. "
                "Radians, and anticlockwise. Is float64 off by at most 1e-9?",
                rtol=0.0,
                atol=digits,
            )


# %% hidden="rotation" points=2
def hidden_rotation() -> None:
    rng = np.random.default_rng(81)
    angles = rng.uniform(-10, 10, size=30).tolist()
    for scale in (1.0, 0.1, 1e-2, 1e-3, 1e-5, 1e-7):
        angles += rng.uniform(-scale, scale, size=6).tolist()
    angles += [math.pi, -math.pi, 2 * math.pi, 0.0, 1, -2, 3, 10, -10, 9.99, -9.99]
    for angle in angles:
        for dtype, digits in ((torch.float32, 1e-6), (torch.float64, 1e-9)):
            matrix = checks.tensor(
                "the matrix",
                checks.attempt(rotation, angle, dtype),
                shape=(2, 2),
                dtype=dtype,
                thought="Is the dtype the one that is asked for, for whole angles too?",
            )
            checks.equal("the device", matrix.device.type, "cpu", thought="On the CPU?")
            turned = cmath.exp(1j * angle)
            ahead = turned * 1j
            checks.close(
                "the matrix",
                matrix,
                [[turned.real, ahead.real], [turned.imag, ahead.imag]],
                thought="Is it right for every angle, negative and whole ones too, "
                "with all the digits of the dtype?",
                rtol=0.0,
                atol=digits,
            )
    for angle in (0.0, 1.25):
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(rotation, angle, torch.float64),
            thought="Is it a new tensor at each call?",
        )


# %% [markdown]
# ### The pole
#
# Now to CartPole. It reports an angle of 0.35 radians: by which matrix must we turn an upright pole, $R(0.35)$ or $R(-0.35)$? Gymnasium's
# documentation does not say which way a positive angle leans. **Predict**, from what you remember of rule A in Part 1.2: it pushed to the
# right where the angle was positive. The cell lets CartPole draw its own pole, and lays both of ours over it. (It needs Exercise 1.)


# %% tags=["demo"] alt="CartPole's own picture of the cart, whose brown pole leans to the right. The outline of the pole turned by minus 0.35 lies on it; the outline turned by plus 0.35 leans to the left, over nothing."
def pole_figure(angle: float) -> Figure:
    """Lay an upright pole, turned by an angle of both signs, over CartPole's."""
    env = CartPoleEnv(render_mode="rgb_array")
    env.reset(seed=0)
    env.state = np.array([0.0, 0.0, angle, 0.0])
    picture = np.asarray(env.render())  # [400, 600, 3]
    env.close()
    upright = torch.tensor([[-5.0, -5.0], [-5.0, 120.0], [5.0, 120.0], [5.0, -5.0]])
    axle = torch.tensor([300.0, 107.5])  # in pixels, from the lower left corner
    rows, columns = np.nonzero((picture == (202, 152, 101)).all(axis=2))  # the pole's
    pixels = torch.tensor(np.stack([columns + 0.5, 399.5 - rows], axis=1)).float()
    figure, axes = plt.subplots(figsize=(5.4, 3.8))
    axes.imshow(picture, extent=(0, 600, 0, 400))
    shares: list[float] = []
    for sign, colour, line in (
        (-1, plots.PALETTE[0], "-"),
        (1, plots.PALETTE[1], "--"),
    ):
        matrix = rotation(sign * angle, torch.float32)
        x, y = (upright @ matrix.T + axle).T.tolist()
        name = f"R({sign * angle:+.2f})"
        axes.fill(x, y, fill=False, edgecolor=colour, linestyle=line, lw=2, label=name)
        back = (pixels - axle) @ matrix  # turned back, by the transpose
        inside = (back[:, 0].abs() < 7) & (back[:, 1] > -7) & (back[:, 1] < 122)
        shares.append(inside.float().mean().item())
    assert shares[0] > 0.95 and shares[1] < 0.2
    print(f"pixels of the pole in our outline: {shares[0]:.0%} and {shares[1]:.0%}")
    axes.set(xlim=(150, 450), ylim=(60, 300), xlabel="pixels", ylabel="pixels")
    axes.grid(visible=False)
    axes.legend(title="upright pole, turned by", loc="upper center", ncols=2)
    return figure


with checks.demonstration():
    pole_figure(0.35)
    plt.show()

# %% [markdown]
# CartPole counts its angle **clockwise**: a positive one leans to the right. Mathematics counts the other way. So the pole of an observation
# is an upright pole turned by $R(-\theta)$. Its tip, seen from the axle, is its length times
# $R(-\theta)\,(0, 1)^\top = (\sin\theta, \cos\theta)$. Such a sign takes half a minute to find with a picture, and half a day without.
# Note `@ matrix` near the end of the cell, with no transpose: for points in rows that is $R^\top$, the way back.

# %% [markdown]
# ## Exercise 2: a scaling for observations
#
# *Medium, about 10 minutes.* As a rule, networks learn more easily from numbers of the size of 1. So we want the scaling matrix that makes
# the **limit** of each feature 1: the factor of feature $j$ is one over its limit. For CartPole the limits are 4.8 m, 0.42 rad, and, for the
# two velocities, *infinity*. One over infinity is 0, and an agent that sees no velocities is in trouble, as rule A of Part 1.2 was. So a
# feature with an infinite limit keeps its unit: its factor is 1.
#
# For the limits `[4.0, inf, 0.5]` it is `[[0.25, 0, 0], [0, 1, 0], [0, 0, 2]]`.
#
# - The result is a new tensor of shape `(d, d)` in the dtype of the limits. The limits stay as they are.
# - A limit that is not positive (zero, negative, `-inf` or NaN) makes no sense: raise a `ValueError` whose message holds the number of the
#   first such feature, counted from 0.
#
# <details><summary>Hint</summary>
#
# `torch.diag` makes a diagonal matrix of a vector. `torch.where(condition, x, y)` chooses entry by entry. NaN is not larger than 0, and
# not smaller either.
#
# </details>


# %% exercise="scaling" task=1
def scaling(limits: torch.Tensor) -> torch.Tensor:
    """Return the matrix that scales observations so that each limit becomes 1.

    Args:
        limits: Largest size of each feature, shape ``[d]`` with ``d`` at least 1,
            float32 or float64, on the CPU; infinite where a feature has no limit.

    Returns:
        The matrix, shape ``[d, d]``, dtype of ``limits``. On its diagonal stands one
        over each limit, and 1 where the limit is infinite; zeros elsewhere.

    Raises:
        ValueError: A limit is zero, negative or NaN; the message holds the number of
            the first such feature, counted from 0.
    """
    # BEGIN SOLUTION
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(
                f"the limit of feature {j} is {limit}, expected more than 0"
            )
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
    # END SOLUTION


# %% test="scaling" points=1
def test_scaling() -> None:
    for numbers, factors in (
        ([4.0, math.inf, 0.5], [0.25, 1.0, 2.0]),
        ([2.0], [0.5]),
        ([math.inf, math.inf], [1.0, 1.0]),
        ([1.0, 8.0, 0.1, math.inf], [1.0, 0.125, 10.0, 1.0]),
    ):
        for dtype in (torch.float32, torch.float64):
            limits = torch.tensor(numbers, dtype=dtype)
            with checks.unchanged(limits=limits):
                matrix = checks.attempt(scaling, limits)
            matrix = checks.tensor(
                f"the matrix for {numbers}",
                matrix,
                shape=(len(numbers), len(numbers)),
                dtype=dtype,
                thought="A row and a column for each feature, in the limits' dtype.",
            )
            checks.close(
                f"the matrix for {numbers}",
                matrix,
                np.diag(factors),
                thought="One over the limit on the diagonal, 1 for no limit, else 0.",
            )
    for numbers, first in (
        ([1.0, 0.0], 1),
        ([1.0, 2.0, -3.0, 0.0], 2),
        ([0.5, 0.5, 0.5, math.nan], 3),
    ):
        checks.raises(
            ValueError,
            lambda numbers=numbers: scaling(torch.tensor(numbers)),
            mentions=str(first),
            thought="Which feature is the first whose limit is not positive?",
        )


# %% hidden="scaling" points=2
def hidden_scaling() -> None:
    def compare(limits: torch.Tensor) -> None:
        with checks.unchanged(limits=limits):
            matrix = checks.attempt(scaling, limits)
        numbers = limits.tolist()
        matrix = checks.tensor(
            "the matrix",
            matrix,
            shape=(len(numbers), len(numbers)),
            dtype=limits.dtype,
            thought="Is it square, in the dtype of the limits, for any number of them?",
        )
        expected = [
            [
                0.0 if j != i else 1.0 if math.isinf(numbers[j]) else 1.0 / numbers[j]
                for j in range(len(numbers))
            ]
            for i in range(len(numbers))
        ]
        checks.close(
            "the matrix",
            matrix,
            np.array(expected),
            thought="Is it one over each limit, 1 for an infinite one, and exactly 0 "
            "beside the diagonal, for small and large limits?",
            rtol=1e-6 if limits.dtype == torch.float32 else 1e-14,
            atol=0.0,
        )

    rng = np.random.default_rng(82)
    for d in (1, 2, 3, 6, 30):
        for scale in (1.0, 1e-6, 1e6):
            limits = torch.tensor(scale * rng.uniform(0.1, 9.0, size=d))
            compare(limits)
            compare(limits.float())
            free = torch.tensor(rng.random(d) < 0.4)
            compare(limits.masked_fill(free, math.inf))
            compare(limits.float().masked_fill(free, math.inf))
    compare(torch.tensor([1e30, 2e-30, math.inf]))
    compare(torch.tensor([3e250, 1e-250, math.inf], dtype=torch.float64))
    wide = torch.tensor(rng.uniform(0.5, 2.0, size=12))
    compare(wide[::3])
    compare(torch.tensor([0.25]).expand(4))
    for factor in (3.0, 0.5):  # the caller changes them between two calls
        compare(wide)
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(scaling, wide),
            thought="Is it a new tensor, that shares no memory?",
        )
        wide *= factor
    checks.true(
        "the result is a new tensor",
        checks.returns_new_tensors(scaling, torch.tensor([math.inf])),
        thought="Is it a new tensor, for a single feature too?",
    )
    matrix = checks.attempt(scaling, torch.tensor([2.0, 4.0]))
    matrix[0, 1] = 7.0
    checks.equal(
        "the matrix after a write into it",
        matrix.tolist(),
        [[0.5, 7.0], [0.0, 0.25]],
        thought="Is each entry a number of its own?",
    )
    thought = "Is each limit refused that is not positive, and the first one told?"
    for bad in (0.0, -0.0, -2.5, -1e-12, math.nan, -math.inf):
        for first, d in ((0, 1), (0, 4), (3, 5), (7, 8)):
            for before, later in ((2.5, 2.5), (math.inf, -2.5), (2.5, math.nan)):
                limits = torch.full((d,), before, dtype=torch.float64)
                limits[first + 1 :] = later
                limits[first] = bad
                with checks.unchanged(limits=limits):
                    text = checks.raises(
                        ValueError, lambda x=limits: scaling(x), thought=thought
                    )
                told = {int(number) for number in re.findall(r"\d+", text)}
                checks.true("the message of the error", first in told, thought=thought)


# %% [markdown]
# **Predict**: the limits of CartPole's observations are wide (an episode is over at half of them). How large do the scaled features get in
# ten episodes of random pushes? And what would a plain `1 / limits` have done to the velocities?


# %% tags=["demo"]
def show_scaled() -> None:
    """Print the largest size of each feature of CartPole, before and after scaling."""
    env, rng = CartPoleEnv(), np.random.default_rng(8)
    ends = 2 * env.x_threshold, 2 * env.theta_threshold_radians
    limits = torch.tensor([ends[0], math.inf, ends[1], math.inf])
    rows: list[np.ndarray] = []
    for episode in range(10):
        rows.append(env.reset(seed=episode)[0])
        done = False
        while not done:
            observation, _, done, _, _ = env.step(int(rng.integers(2)))
            rows.append(observation)
    observations = torch.tensor(np.stack(rows))  # [n, 4]
    scaled = observations @ scaling(limits).T
    plain = observations @ torch.diag(1 / limits)
    for name, rows_of in (("as seen", observations), ("scaled", scaled)):
        print(f"{name:8}", [f"{size:.2f}" for size in rows_of.abs().amax(dim=0)])
    assert (scaled[:, [0, 2]].abs() <= 1).all()
    assert torch.equal(scaled[:, [1, 3]], observations[:, [1, 3]])
    assert (plain[:, [1, 3]] == 0).all()


with checks.demonstration():
    show_scaled()

# %% [markdown]
# Position and angle now stay below 1, whatever happens, and the velocities are what they were. A plain `1 / limits` would have erased them
# without a word: it is a matrix like E above, which makes different states look the same.
#
# A scaling may be negative, too. With all factors -1 (in the plane, half a turn), CartPole is seen in a **mirror**: left is right, and
# leaning left is leaning right. If you mirror the state *and* the push, do you get the mirrored next state? Van der Pol and others built
# networks on the answer.


# %% tags=["demo"]
def next_state(state: torch.Tensor, action: int) -> torch.Tensor:
    """Return the state of the cart after one push, both of shape ``[4]``, float64."""
    env = CartPoleEnv()
    env.reset(seed=0)
    env.state = state.numpy()
    env.step(action)
    return torch.tensor(np.array(env.state, dtype=np.float64))


def show_mirror(seed: int) -> None:
    """Mirror 100 states of the cart, with and without the push, and compare."""
    generator = torch.Generator().manual_seed(seed)
    states = 0.2 * torch.randn(100, 4, generator=generator, dtype=torch.float64)
    mirror = -torch.eye(4, dtype=torch.float64)
    expected = torch.stack([next_state(state, 0) for state in states]) @ mirror.T
    gaps: list[float] = []
    for pushed, what in ((1, "state and push mirrored"), (0, "the state alone")):
        found = torch.stack([next_state(state, pushed) for state in states @ mirror.T])
        gaps.append((found - expected).abs().max().item())
        print(f"{what + ':':24} largest difference {gaps[-1]:.0e}")
    assert gaps[0] < 1e-12 and gaps[1] > 0.1


show_mirror(seed=8)

# %% [markdown]
# You do. So whatever an agent learns about poles that lean to the right, it knows about the left: each transition that it has seen is worth
# two. Mirror the state alone, and the next states differ.

# %% [markdown]
# ## Exercise 3: turn about a point
#
# *Medium, about 10 minutes.* Follow the box: turn a set of points, one in each row, about a centre. **All of them are turned at once**,
# with no loop, recursion, `map`, `vmap` or the like. The tests look for these in your text, and they measure time: for 4000 points, your function
# must take less than a tenth of the time of a loop with one small subtraction for each.
#
# A quarter turn about $(1, 0)$ carries $(2, 0)$ to $(1, 1)$, and leaves $(1, 0)$ where it is.
#
# - Shape and dtype of the result are those of the points. There may be thousands of points, one, or none.
# - The result is off by at most 1e-9 in `float64`, and 1e-5 in `float32`, times the largest absolute value among points and centre.
# - The arguments stay as they are, and the result is a new tensor.
#
# <details><summary>Hint</summary>
#
# A centre of shape `(2,)` is stretched over all rows by `-` and `+`. Which convention turns rows? `rotation` of Exercise 1 takes the dtype:
# a matrix of another dtype than the points is an error in `@`.
#
# </details>


# %% exercise="turn_about" task=2
def turn_about(
    points: torch.Tensor, angle: float, centre: torch.Tensor
) -> torch.Tensor:
    """Turn points of the plane about a centre.

    Args:
        points: One point in each row, shape ``[n, 2]``, float32 or float64, on the CPU;
            ``n`` may be 0.
        angle: Angle in radians, from -10 to 10, anticlockwise where it is positive.
        centre: What stays in its place, shape ``[2]``, dtype of ``points``.

    Returns:
        The turned points in the same order, shape ``[n, 2]``, dtype of ``points``.
    """
    # BEGIN SOLUTION
    return (points - centre) @ rotation(angle, points.dtype).T + centre
    # END SOLUTION


# %% test="turn_about" points=1
def test_turn_about() -> None:
    quarter = math.pi / 2
    for rows, angle, middle, expected in (
        ([[2.0, 0.0], [1.0, 0.0]], quarter, [1.0, 0.0], [[1.0, 1.0], [1.0, 0.0]]),
        ([[2.0, 1.0]], quarter, [0.0, 0.0], [[-1.0, 2.0]]),
        ([[2.0, 1.0]], -quarter, [0.0, 0.0], [[1.0, -2.0]]),
        ([[0.0, 0.0], [4.0, 1.0]], math.pi, [1.0, 2.0], [[2.0, 4.0], [-2.0, 3.0]]),
        ([[3.0, -1.0]], 0, [5.0, 5.0], [[3.0, -1.0]]),
        ([], 1.0, [1.0, 2.0], []),
    ):
        points = torch.tensor(rows).reshape(-1, 2)
        centre = torch.tensor(middle)
        with checks.unchanged(points=points, centre=centre):
            turned = checks.attempt(turn_about, points, angle, centre)
        what = f"{rows} turned by {angle:.2f} about {middle}"
        turned = checks.tensor(
            what,
            turned,
            shape=(len(rows), 2),
            dtype=torch.float32,
            thought="One row for each point, in the points' dtype.",
        )
        checks.close(
            what,
            turned,
            np.array(expected).reshape(-1, 2),
            thought="Does the centre stay? Anticlockwise? Centre to the origin first.",
            atol=1e-5,
        )
        checks.true(
            "the result is a new tensor",
            checks.returns_new_tensors(turn_about, points, angle, centre),
            thought="What happens to the points if somebody changes your result?",
        )


# %% hidden="turn_about" points=2
def hidden_turn_about() -> None:
    def compare(points: torch.Tensor, angle: float, centre: torch.Tensor) -> None:
        with checks.unchanged(points=points, centre=centre):
            turned = checks.attempt(turn_about, points, angle, centre)
        turned = checks.tensor(
            "the turned points",
            turned,
            shape=(len(points), 2),
            dtype=points.dtype,
            thought="Are shape and dtype those of the points, for any number of them?",
        )
        middle, way = complex(*centre.tolist()), cmath.exp(1j * angle)
        places = [middle + (complex(*row) - middle) * way for row in points.tolist()]
        expected = np.array([[place.real, place.imag] for place in places])
        size = max(abs(x) for row in [*points.tolist(), centre.tolist()] for x in row)
        checks.close(
            "the turned points",
            turned,
            expected.reshape(-1, 2),
            thought="Is each point turned about the centre, in the right direction, "
            "with all the digits of its dtype?",
            rtol=0.0,
            atol=size * (1e-5 if points.dtype == torch.float32 else 1e-9),
        )

    rng = np.random.default_rng(83)
    for n in (0, 1, 2, 3, 9, 60):
        for scale in (1.0, 1e-4, 1e4):
            points = torch.tensor(rng.normal(scale=scale, size=(n, 2)))
            for middle in (rng.normal(scale=scale, size=2), np.array([3.0, -40.0])):
                centre = torch.tensor(middle)
                angle = float(rng.uniform(-10, 10))
                compare(points, angle, centre)
                compare(points.float(), angle, centre.float())
    points = torch.tensor(rng.normal(size=(4000, 2)))
    compare(points, 2.5, points[17])
    compare(points.float(), -2, points[3].float())
    compare(points[:5], 0, points[0])
    compare(points[:5], 3, torch.zeros(2, dtype=torch.float64))
    wide = torch.tensor(rng.normal(size=(6, 8)))
    compare(wide[:, ::4], 0.7, wide[:2, 3])
    compare(wide[:2].T, -0.7, wide[0, 2:4])
    compare(torch.tensor([[1.5, -2.0]]).expand(4, 2), 1.0, torch.ones(1).expand(2))
    everywhere = wide[5, :2].repeat(3, 1)  # each point is the centre
    for points in (*(wide[:n, :2].clone() for n in (0, 1, 4)), everywhere):
        centre = wide[5, :2].clone()
        for angle in (0, 0.0, 1.3, 2 * math.pi, -2 * math.pi, 1e-20):
            compare(points, angle, centre)
            checks.true(
                "the result is a new tensor",
                checks.returns_new_tensors(turn_about, points, angle, centre),
                thought="Is it a new tensor, also where nothing is to be turned?",
            )
            points *= -2  # the caller changes them between two calls
            centre *= -2
    checks.true(
        "all points are turned at once",
        not checks.goes_one_by_one(turn_about),
        thought="Are all rows turned at once, without a loop of any kind?",
    )
    many, middle = torch.full((4000, 2), 0.5), torch.ones(2)
    checks.true(
        "less than a tenth of a loop's time, for 4000 points",
        checks.beats_a_loop(turn_about, many, 1.0, middle, n_rounds=4000, factor=10),
        thought="Are all rows turned at once, without a loop of any kind?",
    )


# %% [markdown]
# ### The frame of an agent
#
# A robot at $p$ looks in the direction $\theta$. Where are things *from its point of view*, its own nose pointing along entry 0?
# Move the robot to the origin, then turn the world back by its heading: the box above, without line 5, and with $-\theta$.
#
# **Predict**: the left panel shows a robot with a goal and a pit, and the same again after this whole world has been turned and moved. How
# will the views of the two robots differ?


# %% tags=["demo"] alt="Three panels. In the world's frame two robots stand in different places and look different ways; each has a goal and a pit near it. Seen from the first robot, the goal lies ahead to the left and the pit ahead to the right. Seen from the second robot, the picture is the same."
def in_frame_of(
    place: torch.Tensor, heading: float, things: torch.Tensor
) -> torch.Tensor:
    """Return where things are from the point of view of an agent.

    Args:
        place: Where the agent is, shape ``[2]``.
        heading: Where it looks: the angle from entry 0, in radians.
        things: Places in the world, shape ``[n, 2]``.

    Returns:
        Places with the agent at the origin, looking along entry 0; shape ``[n, 2]``.
    """
    return (things - place) @ rotation(-heading, things.dtype).T


def frames_figure() -> Figure:
    """Draw two situations in the world's frame, and each in the frame of its robot."""
    place, heading = torch.tensor([1.0, 0.5]), 0.4
    things = torch.tensor([[2.5, 2.5], [3.5, 1.0]])  # goal, pit
    turn, move = 2.2, torch.tensor([3.5, -3.0])  # what happens to the whole world
    moved = [turn_about(x, turn, torch.zeros(2)) + move for x in (place[None], things)]
    situations = [(place, heading, things), (moved[0][0], heading + turn, moved[1])]
    figure, panels = plt.subplots(1, 3, figsize=(9.6, 3.4), width_ratios=(1, 1.3, 1.3))
    names = ("the world", "seen by robot 1", "seen by robot 2")
    for axes, name in zip(panels, names, strict=True):
        axes.set(title=name, aspect="equal", xlabel="ahead", ylabel="to the left")
    panels[0].set(xlabel="entry 0", ylabel="entry 1")
    for k, (at, facing, around) in enumerate(situations):
        colour = plots.PALETTE[k]
        own = in_frame_of(at, facing, around)
        origin = torch.zeros(2)
        for axes, here, way, shown in (
            (panels[0], at, facing, around),
            (panels[k + 1], origin, 0.0, own),
        ):
            nose = here + torch.tensor([math.cos(way), math.sin(way)])
            vectors.arrow(axes, nose.tolist(), tail=here.tolist(), colour=colour)
            axes.plot(*here.tolist(), "o", color=colour, label=f"robot {k + 1}")
            axes.plot(*shown[0].tolist(), "*", ms=12, color=colour, label="goal")
            axes.plot(*shown[1].tolist(), "X", ms=9, color=colour, label="pit")
            axes.annotate(
                f"robot {k + 1}", here.tolist(), (0, -14), textcoords="offset points"
            )
    for axes in panels:
        axes.margins(0.25)
    panels[1].legend(loc="upper left")
    assert torch.allclose(
        in_frame_of(*situations[0]), in_frame_of(*situations[1]), atol=1e-5
    )
    return figure


def count_equal_views(seed: int) -> int:
    """Count the random worlds whose agent sees the same after a turn and a move."""
    rng, n_equal = np.random.default_rng(seed), 0
    for _ in range(100):
        things, move = (torch.tensor(rng.normal(size=shape)) for shape in ((5, 2), 2))
        place, centre = (torch.tensor(rng.normal(size=2)) for _ in range(2))
        heading, turn = rng.uniform(-3, 3, size=2).tolist()
        before = in_frame_of(place, heading, things)
        new_things = turn_about(things, turn, centre) + move
        new_place = turn_about(place[None], turn, centre)[0] + move
        after = in_frame_of(new_place, heading + turn, new_things)
        n_equal += int(torch.allclose(before, after, atol=1e-9))
        assert not torch.allclose(things, new_things, atol=1e-9)
        ways, seen_ways = (things - place).square().sum(1), before.square().sum(1)
        assert torch.allclose(ways, seen_ways)  # Lemma 2
    return n_equal


with checks.demonstration():
    frames_figure()
    plt.show()
    equal_views = [count_equal_views(seed) for seed in (0, 1, 2)]
    print("moved worlds that look the same to their agent, of 100:", equal_views)
    assert equal_views == [100, 100, 100]

# %% [markdown]
# Not at all. The turn is undone, and so is the move; distances are what they were (Lemma 2). In the frame of the agent, "the goal is ahead,
# to the left" is the same two numbers in every corner of every world, and a rule that was learnt in one of them works in all. In the world's
# frame the agent would have to learn it anew for each place and each heading. The mistake to avoid is the order: turn first and subtract $p$
# afterwards, and the robot is in general not at the origin.

# %% [markdown]
# ## Exercise 4: before and after
#
# *Medium, about 10 minutes.* Draw a shape before and after a transformation, in one panel. The corners of the shape are given in order; its
# outline is the line through all of them **and back to the first**.
#
# - Exactly two curves, drawn with `axes.plot`: the outline before, named `before` in a legend, and the outline after, named `after`.
# - They differ in colour, and also in line style or marker, for those who cannot tell colours apart.
# - A unit is as long along x as along y. Both outlines are in view as a whole. Both axes have labels, and values grow to the right and
#   upwards.
# - A new `Figure` at each call, and the arguments stay as they are.
#
# For the corners $(0, 0), (2, 0), (0, 1)$ and the quarter turn, the line `after` runs through $(0, 0), (0, 2), (-1, 0), (0, 0)$.
#
# <details><summary>Hint</summary>
#
# `torch.cat([corners, corners[:1]])` closes the outline. `x, y = closed.T` gives the two columns. `axes.set_aspect("equal")` makes units
# alike. The course's style changes colour and line style from curve to curve.
#
# </details>


# %%
def check_outlines(figure: Figure, corners: torch.Tensor, matrix: torch.Tensor) -> None:
    """Check the two outlines of a figure. (The tests call it.)"""
    [axes] = checks.panels_of(figure)
    before = [*corners.tolist(), corners[0].tolist()]
    (a, b), (c, d) = matrix.tolist()
    after = [[a * x + b * y, c * x + d * y] for x, y in before]
    lines = {}
    for name, places in (("before", before), ("after", after)):
        x, y = zip(*places, strict=True)
        lines[name] = checks.curve(
            f"the outline {name}",
            axes,
            x,
            y,
            name=name,
            thought="From corner to corner and back to the first, under its name.",
            rtol=1e-4,
            atol=1e-5,
        )
        thought = "Is any part of an outline cut off?"
        checks.in_view(f"the outline {name}", axes, x=x, y=y, thought=thought)
    thought = "The outline before, the outline after, and no other curves."
    checks.equal("the number of curves", len(checks.curves(axes)), 2, thought=thought)
    looks = {name: line.look for name, line in lines.items()}
    thought = "Can one tell them apart by their colours?"
    checks.told_apart(
        "the outlines", {name: [look] for name, look in looks.items()}, thought=thought
    )
    checks.true(
        "the outlines are told apart without colours",
        len({(look.style, look.symbol) for look in looks.values()}) == 2,
        thought="Another line style, or markers on one of them.",
    )
    checks.equal_units(axes, thought='`axes.set_aspect("equal")` makes them alike.')
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    checks.true(
        "values grow to the right and upwards",
        left < right and bottom < top,
        thought="An axis that is turned round mirrors both shapes.",
    )


# %% exercise="shape_figure" task=3
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    """Draw the outline of a shape before and after a linear transformation.

    Args:
        corners: Corners of the shape in order, one in each row, shape ``[n, 2]`` with
            ``n`` at least 3, float32, on the CPU.
        matrix: Matrix of the transformation, shape ``[2, 2]``, float32.

    Returns:
        A new figure with one panel.
    """
    # BEGIN SOLUTION
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots(figsize=(5.4, 3.8))
    for name, shape, style in (
        ("before", closed, "C1--"),
        ("after", closed @ matrix.T, "C0-"),
    ):
        x, y = shape.T
        axes.plot(x, y, style, label=name)
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="shape_figure" points=1
def test_shape_figure() -> None:
    for corners, matrix in (
        (
            torch.tensor([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]),
            torch.tensor([[0.0, -1.0], [1.0, 0.0]]),
        ),
        (LETTER, torch.tensor([[1.0, 0.5], [0.0, 1.0]])),
    ):
        with checks.unchanged(corners=corners, matrix=matrix):
            figure = checks.figure_of(
                shape_figure,
                corners,
                matrix,
                n_axes=1,
                thought="A new figure with one panel, whose axes have labels.",
            )
        check_outlines(figure, corners, matrix)


# %% hidden="shape_figure" points=2
def hidden_shape_figure() -> None:
    rng = np.random.default_rng(84)
    slant = [[1.0, -1.5], [0.0, 1.0]]
    cases = [
        (LETTER, slant),
        (LETTER, [[-1.0, 0.0], [0.0, 1.0]]),
        (LETTER - 20, [[0.5, 2.0], [-1.0, 0.25]]),
        (0.01 * LETTER, [[-1.0, 0.5], [2.0, 1.0]]),
        (LETTER * torch.tensor([0.02, 1.0]), [[0.5, 0.0], [0.0, 2.0]]),
        (LETTER * torch.tensor([3.0, 0.02]), [[-2.0, 0.0], [0.0, 0.5]]),
        (LETTER, [[1.0, 2.0], [2.0, 4.0]]),
    ]
    for n, scale in ((3, 1.0), (4, 300.0), (9, 0.02)):
        corners = torch.tensor(rng.normal(scale=scale, size=(n, 2))).float()
        cases.append((corners, rng.normal(size=(2, 2)).tolist()))
    for corners, rows in cases:
        matrix = torch.tensor(rows)
        with checks.unchanged(corners=corners, matrix=matrix):
            figure = checks.figure_of(
                shape_figure,
                corners,
                matrix,
                n_axes=1,
                thought="A new figure with one labelled panel, for any shape?",
            )
        check_outlines(figure, corners, matrix)


# %% [markdown]
# Here is your figure for $M = \begin{pmatrix} 1.5 & -1 \\ 0.5 & 1 \end{pmatrix}$. By how much does the area of the letter grow?
# Lemma 3 says by $1.5 \cdot 1 - (-1) \cdot 0.5 = 2$. The cell measures both areas, and then tries 1000 random matrices on random
# quadrilaterals. For an area, it adds up the triangles that the edges make with the origin, with a sign, so that what lies outside cancels.
# (It needs Exercise 4.)


# %% tags=["demo"] alt="The letter F before, dashed, and after: slanted to the left, wider, and of twice the area."
def area(corners: torch.Tensor) -> float:
    """Return the area inside of an outline that does not cross itself."""
    ahead = corners.roll(-1, dims=0)  # the next corner of each
    twice = corners[:, 0] * ahead[:, 1] - corners[:, 1] * ahead[:, 0]
    return abs(twice.sum().item()) / 2


def show_areas() -> None:
    """Draw a transformed letter, and hold the areas of many shapes against Lemma 3."""
    matrix = torch.tensor([[1.5, -1.0], [0.5, 1.0]])
    shape_figure(LETTER, matrix)
    plt.show()
    before, after = area(LETTER), area(LETTER @ matrix.T)
    print(
        f"area before {before:.2f}, after {after:.2f}: a factor of {after / before:.2f}"
    )
    assert math.isclose(after, 2 * before, rel_tol=1e-5)
    generator = torch.Generator().manual_seed(8)
    shapes = torch.tensor([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]).double()
    for _ in range(1000):
        corners = shapes + 0.2 * torch.rand(4, 2, generator=generator).double()
        random = torch.randn(2, 2, generator=generator, dtype=torch.float64)
        factor = torch.det(random).abs().item()
        grown = area(corners @ random.T)
        assert math.isclose(grown, factor * area(corners), rel_tol=1e-6, abs_tol=1e-9)
    print("the determinant told the factor in 1000 of 1000 other cases")


with checks.demonstration():
    show_areas()

# %% [markdown]
# ## Exercise 5: which order? Predict
#
# *Medium, about 5 minutes.* $R$ is a quarter turn, $S$ stretches entry 0 to twice its size, and there is one point, in a row:
#
# ```text
# R = torch.tensor([[0, -1], [1, 0]])      x = torch.tensor([[1, 2]])
# S = torch.tensor([[2, 0], [0, 1]])       move = torch.tensor([3, 0])
#
# A: x @ R.T @ S.T          D: x @ S @ R
# B: x @ S.T @ R.T          E: (x + move) @ R.T
# C: x @ (S @ R).T          F: x @ R.T + move
# ```
#
# Where does the point end up? **Do it on paper first**, step by step: a quarter turn carries $(x_0, x_1)$ to $(-x_1, x_0)$. Write your six
# places down, as lists of two numbers each, and only then run the expressions in a cell of your own. Was one of them a surprise?
#
# <details><summary>Hint</summary>
#
# Read A from left to right: turn, then stretch. For C, ask which of the two matrices is nearer to the point in $S R\, x$. D lacks the
# transposes: which way does $R^\top$ turn?
#
# </details>


# %% exercise="predicted_places" task=4
def predicted_places() -> list[list[float]]:
    """Predict where the point ends up in the expressions A to F.

    Returns:
        A list of six places, each a list of two numbers.
    """
    # BEGIN SOLUTION
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [1, 1]]
    # END SOLUTION


# %% test="predicted_places" points=1
def test_predicted_places() -> None:
    thought = "A list of six places, each a list of two numbers."
    places = checks.instance(
        "the result", checks.attempt(predicted_places), list, thought=thought
    )
    checks.equal("the number of places", len(places), 6, thought=thought)
    for name, place in zip("ABCDEF", places, strict=True):
        checks.instance(f"place {name}", place, list, thought=thought)
        checks.equal(f"the length of place {name}", len(place), 2, thought=thought)
    checks.equal(
        "A",
        places[0],
        [-4, 1],
        thought="The turn carries (1, 2) to (-2, 1). What does the stretch do to that?",
    )


# %% hidden="predicted_places" points=2
def hidden_predicted_places() -> None:
    thought = "A list of six places, each a list of two numbers?"
    places = checks.instance(
        "the result", checks.attempt(predicted_places), list, thought=thought
    )
    checks.equal("the number of places", len(places), 6, thought=thought)
    start = 1 + 2j  # a quarter turn is a multiplication by 1j

    def stretched(place: complex) -> complex:
        return complex(2 * place.real, place.imag)

    expected = {
        "A": stretched(start * 1j),
        "B": stretched(start) * 1j,
        "C": stretched(start * 1j),
        "D": stretched(start) / 1j,
        "E": (start + 3) * 1j,
        "F": start * 1j + 3,
    }
    for (name, place), found in zip(expected.items(), places, strict=True):
        thought = f"Have you run {name} in a cell of your own?"
        checks.instance(name, found, list, thought=thought)
        for number in found:
            checks.number(name, number, thought="Numbers inside the lists, no tensors?")
        checks.equal(name, found, [place.real, place.imag], thought=thought)


# %% [markdown]
# ## Seen in motion
#
# Now watch the two orders unfold. On the left the letter is given a quarter turn first and is then stretched along entry 0; on the right
# it is stretched first and then turned. **Predict** what each of them looks like in the end: which of them is wide, and which is tall?


# %% tags=["demo"] alt="An animation of two letters F. Left: it turns by a quarter onto its back, and is then stretched to the side; in the end it is 6 wide and 2 tall. Right: it is first stretched to the side, and then turned; in the end it is 3 wide and 4 tall."
def stretch(factor: float) -> torch.Tensor:
    """Return the matrix that scales entry 0 by a factor."""
    return torch.diag(torch.tensor([factor, 1.0]))


def unfolded(first: float, second: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return both chains, after a share from 0 to 1 of their first and second step."""

    def turn(share: float) -> torch.Tensor:
        return rotation(share * math.pi / 2, torch.float32)

    return stretch(1 + second) @ turn(first), turn(second) @ stretch(1 + first)


def order_film(n_frames: int) -> FuncAnimation:
    """Film the letter under a turn and a stretch, in both orders."""
    figure, panels = plt.subplots(1, 2, figsize=(5.3, 2.1), sharey=True)
    titles = ("turn, then stretch", "stretch, then turn")
    moving = []
    for axes, title, colour in zip(panels, titles, plots.PALETTE, strict=False):
        axes.fill(*LETTER.T.tolist(), fill=False, edgecolor="0.5", linestyle="--")
        moving += axes.fill(*LETTER.T.tolist(), color=colour, alpha=0.6)
        axes.set(xlim=(-6.5, 4.5), ylim=(-0.4, 5.3), xlabel="entry 0", title=title)
        axes.set(xticks=(-6, -3, 0, 3), yticks=(0, 2, 4), aspect="equal")
    panels[0].set_ylabel("entry 1")
    figure.draw_without_rendering()  # gives everything its place, once for all frames
    figure.set_layout_engine("none")

    def update(frame: int) -> list[Artist]:
        progress = 2 * frame / (n_frames - 1)  # from 0 to 2: two steps
        chains = unfolded(min(progress, 1.0), max(progress - 1.0, 0.0))
        for polygon, matrix in zip(moving, chains, strict=True):
            polygon.set_xy((LETTER @ matrix.T).numpy())
        return list(moving)

    return FuncAnimation(figure, update, frames=n_frames, interval=350, repeat=False)


def show_ends() -> None:
    """Print how wide and how tall the letter is in the end, for both orders."""
    sizes: list[list[float]] = []
    for name, matrix in zip(
        ("turn first", "stretch first"), unfolded(1, 1), strict=True
    ):
        shape = LETTER @ matrix.T
        sizes.append((shape.amax(dim=0) - shape.amin(dim=0)).tolist())
        print(f"{name:13}: {sizes[-1][0]:.0f} wide, {sizes[-1][1]:.0f} tall")
    assert np.allclose(sizes, [[6, 2], [3, 4]], atol=1e-5)
    first, second = (area(LETTER @ matrix.T) for matrix in unfolded(1, 1))
    assert math.isclose(first, second, rel_tol=1e-5)


with checks.demonstration():
    animations.show(order_film(7))
    show_ends()

# %% [markdown]
# The stretch always works along entry 0, whatever lies there at the moment. Turned first, the letter lies on its back, and its **height**
# gets stretched: in the end it is 6 wide and 2 tall. Stretched first, it is its **width**, and then it turns: 3 wide, 4 tall. The areas are
# the same, since $\det(SR) = \det(RS)$. The shapes are not.
#
# When does the order *not* matter? We try 200 random pairs of each of five kinds. Before you run it: which of them commute?


# %% tags=["demo"]
def largest_change(
    first: Callable[[], torch.Tensor], second: Callable[[], torch.Tensor]
) -> float:
    """Return by how much the order of random steps changes their matrix, at most."""
    gaps: list[float] = []
    for _ in range(200):
        a, b = first(), second()
        gaps.append((a @ b - b @ a).abs().max().item())
    return max(gaps)


def show_commuting(seed: int) -> None:
    """Print for pairs of steps how much their order matters."""
    rng = np.random.default_rng(seed)

    def turn() -> torch.Tensor:
        return rotation(rng.uniform(-3, 3), torch.float64)

    def scale() -> torch.Tensor:
        return torch.diag(torch.tensor(rng.uniform(-2, 2, size=2)))

    def zoom() -> torch.Tensor:
        return rng.uniform(-2, 2) * torch.eye(2, dtype=torch.float64)

    def anything() -> torch.Tensor:
        return torch.tensor(rng.normal(size=(2, 2)))

    for names, first, second, commutes in (
        ("rotation, rotation", turn, turn, True),
        ("scaling, scaling", scale, scale, True),
        ("same factor for all, any matrix", zoom, anything, True),
        ("rotation, scaling", turn, scale, False),
        ("any matrix, any matrix", anything, anything, False),
    ):
        change = largest_change(first, second)
        print(f"{names:32} largest change by the order: {change:.0e}")
        assert change < 1e-12 if commutes else change > 0.5


with checks.demonstration():
    show_commuting(seed=8)

# %% [markdown]
# Two rotations commute: turning by $\alpha$ and then by $\beta$ is turning by $\alpha + \beta$. Two scalings commute: each entry is
# multiplied by two numbers. One factor for all entries commutes with everything, since $(c I) A = c A = A\, (c I)$. With everything else,
# look twice.

# %% [markdown]
# ## Exercise 6: why order matters
#
# *Written answer, about 5 minutes.* Three or four sentences each will do.
#
# 1. Follow $e_0 = (1, 0)$ through "a quarter turn, then stretch entry 0 to twice its size", and through the reverse. Where does it end
#    up? Say in words, without matrices, why the two ends differ.
# 2. "First $A$, then $B$" is the matrix $B A$, but beside rows it reads `X @ A.T @ B.T`. Why does the order seem to turn round?
# 3. A colleague computes the view of a robot at $p$ with heading $\theta$ as `things @ rotation(-heading, dtype).T - p`. For which
#    robots is that right, and where does it put the robot itself otherwise?

# %% [markdown] answer="why_order" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** (1) Turned first, $e_0$ goes to $(0, 1)$. There entry 0 is zero, and the stretch finds nothing to act on: $(0, 1)$.
# Stretched first, it goes to $(2, 0)$, and the turn carries it to $(0, 2)$. The stretch works along a fixed direction of the plane, and the
# turn changes what lies along it. So it matters whether the turn has already happened. (2) A column stands on the right of its matrix, so
# that the step nearest to $x$ in $B A x$ is the first one. A point in a row is the transpose of that, and transposing a product turns its order
# round: $(B A x)^\top = x^\top A^\top B^\top$. It is the same chain, written from the other side. (3) The robot has to be moved to the
# origin before the world is turned. The colleague's expression puts the robot at $R(-\theta)\,p - p$, instead of at the origin. It is right
# if $R(-\theta)\,p = p$: for a robot at the origin, or with heading 0 (or full turns).
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Gives $(0, 1)$ and $(0, 2)$, and a reason in words: the stretch acts along a fixed direction, and the turn changes what lies there.
# - Says that the step next to $x$ comes first, and that a transpose turns the order of a product round.
# - Half: names the robots at the origin, or those with heading 0, or the condition $R(-\theta)\,p = p$. Half: says that any other robot is
#   put at $R(-\theta)\,p - p$, and not at the origin.
# ### END SOLUTION

# %% [markdown]
# ## Summary and outlook
#
# - A linear transformation is a matrix whose columns are the images of the unit vectors. Points stand in rows: `X @ M.T`.
# - Rotations preserve lengths and angles, and their transpose is the way back. CartPole's angle counts clockwise: its pole is an upright
#   one, turned by $R(-\theta)$.
# - Scalings make features comparable. A feature without a limit keeps its factor 1, or it is erased. All factors -1 are CartPole's mirror:
#   with the push mirrored too, 100 of 100 next states were the mirrored ones.
# - $|\det M|$ is the factor of areas, and so it was in 1000 random cases.
# - To turn about another point, subtract it first and add it last. In the frame of the agent, 300 of 300 worlds that were turned and moved
#   looked the same.
# - First $A$, then $B$ is $B A$. The letter F became 6 wide and 2 tall in one order, 3 wide and 4 tall in the other. Rotations commute with
#   rotations, scalings with scalings, and one factor for all with everything.
#
# **Next**: Part 1.9 uses all of it on a set of data: it centres, turns and scales a cloud of points until its features are of one size and
# unrelated.
#
# **Further reading**: Strang's sections 8.1 and 8.2. The paper of van der Pol and others shows in its first figure the mirror that you
# have tested, and what an agent gains from knowing it.
