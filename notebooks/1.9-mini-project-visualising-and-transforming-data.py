# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.9: Mini-project: visualising and transforming data"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# An agent reports what it has seen: CartPole, pushed at random. You look at two of its four features, the velocity of the cart and the angular
# velocity of the pole, and draw them against each other. What do you expect? A round cloud? It is a thin, slanted streak. Each push drives
# the cart one way and swings the pole the other way, so the two numbers nearly tell the same story twice.
#
# That matters wherever something is measured in this plane. Two states may be equally far from the mean, and one of them is seen
# every minute, the other never. So here is the question of this project: *how do you move, turn and scale a cloud of points so that it becomes
# round, with every feature of one size and none of them repeating another?* The answer is called **whitening**. It is made of everything
# that module 1 has taught, and it fits into one matrix.
#
# **After this part you can**
#
# - generate a data set with the mean and the covariance that you want;
# - compute mean and covariance matrix, and say what each entry tells;
# - draw a cloud of points before and after several transformations;
# - centre, normalise and whiten data, and prove why this works;
# - say when it cannot work, and why its result is unique only up to a rotation.
#
# **Builds on** Part 1.5 (broadcasting), Part 1.6 (products and transposes), Part 1.7 (cosine) and Part 1.8 (linear transformations, whose
# convention for points in rows we keep).
#
# **Time** about 30 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), section 6.4 for symmetric matrices; Kessy, Lewin and Strimmer,
# *Optimal Whitening and Decorrelation* (2018), for the many ways to whiten and the freedom of rotation; the page "Cart Pole" of Gymnasium's
# documentation.

# %%
import ast
import math
import sys
from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium.envs.classic_control import CartPoleEnv
from IPython.display import display
from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from rlcourse import checks
from rlcourse.figures import animations, controls, plots

plots.use_style()

# %% [markdown]
# ## The mathematics
#
# The data are $n$ points $x_0, \dots, x_{n-1}$ with $d$ features each, one point in each row of $X$. All of this part computes in `float64`:
# covariances are made of squares, and squares need digits.
#
# **Mean and covariance.** The **mean** is $m = \frac1n \sum_i x_i$, and the **covariance matrix** is
#
# $$C = \frac{1}{n-1} \sum_i (x_i - m)(x_i - m)^\top, \qquad
#   C_{jk} = \frac{1}{n-1} \sum_i (x_{ij} - m_j)(x_{ik} - m_k) .$$
#
# On its diagonal stand the **variances** $C_{jj} = \sigma_j^2$, the squares of the standard deviations. Off the diagonal, $C_{jk}$ is positive where
# features $j$ and $k$ tend to be above their means together, and negative where one tends to be above while the other is below. We divide by
# $n - 1$, as `torch.cov` does. This makes $C$ right on average when the points are a sample of something larger (it is **unbiased**; you met this $n - 1$ in Part 0.5). Dividing
# by $n$, as Part 0.2 did, would serve whitening just as well; what counts is to stay with one of the two.
#
# **Lemma 1** (what a transformation does). If $y_i = A x_i + t$ for all $i$, then the mean of the $y_i$ is $A m + t$, and their covariance is
# $A C A^\top$.
#
# *Proof.* The mean first: $\frac1n \sum_i (A x_i + t) = A m + t$. So $y_i - (A m + t) = A (x_i - m)$: the shift has cancelled. Hence each
# product in the sum is $A (x_i - m)(x_i - m)^\top A^\top$, and $A$ and $A^\top$ are the same in all of them. $\blacksquare$
#
# **Correlation.** Divide each feature by its standard deviation: a scaling with $D = \operatorname{diag}(1/\sigma_0, 1/\sigma_1, \dots)$. By
# Lemma 1 the covariance becomes the **correlation matrix** $K = D C D$ with the entries $K_{jk} = C_{jk} / (\sigma_j \sigma_k)$. It has no
# units any more, and 1 all along its diagonal. For two features a single number is left, the **correlation** $\rho$:
#
# $$K = \begin{pmatrix} 1 & \rho \\ \rho & 1 \end{pmatrix} .$$
#
# Write out what $\rho$ is, and you see the cosine of Part 1.7: that of the angle between the two centred columns. So $-1 \le \rho \le 1$.
#
# **Eigenvectors.** If $K v = \lambda v$ for a vector $v \ne 0$ and a number $\lambda$, then $v$ is an **eigenvector** of $K$, and $\lambda$
# its **eigenvalue**: along $v$, the matrix only stretches.
#
# **Lemma 2.** The correlation matrix of two features has the unit eigenvectors $v_0 = (1, 1)/\sqrt2$ and $v_1 = (1, -1)/\sqrt2$, at a
# right angle, with the eigenvalues $1 + \rho$ and $1 - \rho$.
#
# *Proof.* Row by row, $K (1, 1)^\top = (1 + \rho, \rho + 1)^\top$ and $K (1, -1)^\top = (1 - \rho, \rho - 1)^\top$. And
# $v_0 \cdot v_1 = (1 - 1)/2 = 0$. $\blacksquare$
#
# So a normalised cloud is longest along one of the two diagonals, unless $\rho = 0$. For more than two features the spectral theorem (Strang, section 6.4) says the same in
# general: every symmetric matrix has $d$ unit eigenvectors $v_j$ at right angles to each other. With the $v_j$ as the columns of $V$, and the
# eigenvalues on the diagonal of $\Lambda$, this reads
#
# $$K V = V \Lambda, \qquad V^\top V = I .$$
#
# **Lemma 3** (whitening). If all eigenvalues of $K$ are positive, let
#
# $$W = \Lambda^{-1/2}\, V^\top D, \qquad \Lambda^{-1/2} = \operatorname{diag}(1/\sqrt{\lambda_0}, 1/\sqrt{\lambda_1}, \dots) .$$
#
# Then the points $y_i = W (x_i - m)$ have the mean 0 and the covariance $I$: each feature has variance 1, and no two are correlated.
#
# *Proof.* By Lemma 1 their mean is $W m - W m = 0$, and their covariance is
#
# $$W C W^\top = \Lambda^{-1/2}\, V^\top (D C D)\, V \Lambda^{-1/2} = \Lambda^{-1/2}\, V^\top K V\, \Lambda^{-1/2}
#   = \Lambda^{-1/2}\, \Lambda\, \Lambda^{-1/2} = I ,$$
#
# since $V^\top K V = V^\top V \Lambda = \Lambda$. $\blacksquare$
#
# Read $W$ from right to left: **normalise, turn, scale**. For two features the turn is by 45 degrees.
#
# **Lemma 4** (only up to a rotation). Let $W C W^\top = I$. Then $U C U^\top = I$ holds for $U = Q W$ with $Q^\top Q = I$, and for no other
# square matrices $U$.
#
# *Proof.* If $U = Q W$, then $U C U^\top = Q (W C W^\top) Q^\top = Q Q^\top = I$. Conversely, $W$ can be inverted, because
# $W\, (C W^\top) = I$. Let $Q = U W^{-1}$, so that $U = Q W$. Then $I = U C U^\top = Q (W C W^\top) Q^\top = Q Q^\top$, and for square
# matrices this is the same as $Q^\top Q = I$. $\blacksquare$
#
# In the plane, such a $Q$ is a rotation, or a rotation with a mirror. A white cloud is round, and if you turn it, it is still round. Lengths and
# distances of white points do not depend on the choice, since $Q^\top Q = I$ makes $\lVert Q y \rVert = \lVert y \rVert$ (the proof of Lemma 2
# in Part 1.8).
#
# **Lemma 5** (rank loss). If some $v \ne 0$ has $K v = 0$, no matrix whitens the data.
#
# *Proof.* Then $u = D v$ is not zero either, and $C u = D^{-1} K v = 0$. From $W C W^\top = I$ it would follow, as above, that $W^\top$ can
# be inverted. So $u = W^\top z$ for some $z \ne 0$, and $z = W C W^\top z = W C u = 0$, a contradiction. $\blacksquare$
#
# For two features this happens at $\rho = \pm 1$: all points lie on one line, and nothing can unfold a line into a disc. Near it, rounding
# is in the way. **Our rule**: whitening is refused if a feature has no variance, or if the smallest eigenvalue of $K$ is at most $10^{-8}$.
# We shall measure what this rule buys.
#
# ```text
# Whiten the points x[0], ..., x[n-1]
# 1  m ← their mean;  C ← their covariance matrix
# 2  σ[j] ← √C[j, j] for each feature j; if one of them is 0: stop with an error
# 3  K[j, k] ← C[j, k] / (σ[j] σ[k])
# 4  λ[j], v[j] ← eigenvalues and unit eigenvectors of K
# 5  if the smallest λ[j] ≤ 1e-8: stop with an error
# 6  W[j, k] ← v[j][k] / (√λ[j] σ[k])
# 7  for each point x, of these or of later ones:
# 8      y ← W (x - m)
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $X$ | points, one in each row | `points` | `(n, d)` | `float64` |
# | $m$ | mean | `mean` | `(d,)` | `float64` |
# | $C$ | covariance matrix, with $n - 1$ | `covariance` | `(d, d)` | `float64` |
# | $\sigma_j$ | standard deviations | `covariance.diagonal().sqrt()` | `(d,)` | `float64` |
# | $K$ | correlation matrix | `correlation` | `(d, d)` | `float64` |
# | $\lambda_j$, $V$ | eigenvalues from small to large; eigenvectors in columns | `torch.linalg.eigh(correlation)` | `(d,)`, `(d, d)` | `float64` |
# | $W$ | a whitening matrix | `whitening_matrix(covariance)` | `(d, d)` | `float64` |
# | $(X - m) W^\top$ | the white points | `(points - mean) @ matrix.T` | `(n, d)` | `float64` |
#
# **Predict, then run.** Here are four points: $(3, 1), (1, 3), (-3, -1), (-1, -3)$. Work out on paper: their mean, the variance of each
# feature, the covariance, $\rho$, and the two eigenvalues. Along which direction is the cloud long?


# %% tags=["demo", "nbval-check-output"]
def show_four_points() -> None:
    """Print mean, covariance and eigenvalues of four points, by the definitions."""
    points = [(3, 1), (1, 3), (-3, -1), (-1, -3)]
    print(
        "sums of the features:", [sum(column) for column in zip(*points, strict=True)]
    )
    variance = sum(x * x for x, _ in points) / 3
    covariance = sum(x * y for x, y in points) / 3
    print(f"variance of both {variance:.3f}, covariance {covariance:.3f}")
    rho = covariance / variance
    print(f"correlation {rho:.3f}, eigenvalues {1 + rho:.3f} and {1 - rho:.3f}")
    for name, sign in (("(1, 1)", 1), ("(1, -1)", -1)):  # along the two eigenvectors
        along = sum((x + sign * y) ** 2 / 2 for x, y in points) / 3
        print(f"variance along {name:7} over that of a feature: {along / variance:.3f}")
        assert math.isclose(along / variance, 1 + sign * rho)


show_four_points()

# %% [markdown]
# The sums are 0, so the mean is. The eigenvalues 1.6 and 0.4 are variances: those of the normalised cloud along its two diagonals. It is long
# along $(1, 1)$, where the variance is four times as large. Dividing by the square roots of both makes them equal, and that is all there is
# to whitening.
#
# ### The record
#
# Now the real cloud. A careless driver pushes the cart at random, to the right in 65 of 100 steps. **Predict**: on which side of zero will the
# means of velocity and angular velocity lie? And how thin will the streak be?


# %% tags=["demo"] alt="A scatter plot of the angular velocity of the pole against the velocity of the cart. About a thousand points form a thin streak from the upper left to the lower right, in stripes: high velocity goes with an angular velocity far below zero."
FEATURES = ("velocity (m/s)", "angular velocity (rad/s)")


def record(n_episodes: int, seed: int) -> torch.Tensor:
    """Record what CartPole shows while it is pushed at random, mostly to the right.

    Args:
        n_episodes: Number of episodes; each ends when the pole falls or the cart
            leaves the track.
        seed: Seed of the starts, and of the pushes.

    Returns:
        Observations, shape ``[n, 4]``, float64: position in metres, velocity in metres
        per second, angle in radians, angular velocity in radians per second.
    """
    env, rng = CartPoleEnv(), np.random.default_rng(seed)
    rows: list[np.ndarray] = []
    for episode in range(n_episodes):
        rows.append(env.reset(seed=1000 * seed + episode)[0])
        terminated = False
        while not terminated:
            observation, _, terminated, _, _ = env.step(int(rng.random() < 0.65))
            rows.append(observation)
    env.close()
    return torch.tensor(np.stack(rows), dtype=torch.float64)


observations = record(60, seed=9)
velocities = observations[:, [1, 3]].clone()  # [n, 2]


def show_record() -> None:
    """Draw the two velocities against each other."""
    _, axes = plt.subplots(figsize=(4.6, 4.2))
    axes.plot(*velocities.T.tolist(), ".", color=plots.PALETTE[0], ms=3)
    axes.set(xlabel=FEATURES[0], ylabel=FEATURES[1], title="pushed at random")
    plt.show()
    correlation = torch.corrcoef(velocities.T)[0, 1].item()
    print(f"{len(velocities)} observations, correlation {correlation:.2f}")
    assert correlation < -0.7


show_record()

# %% [markdown]
# A streak, falling to the right: a push to the right adds to the velocity of the cart and reduces the angular velocity of the pole. The
# stripes are single pushes, each worth about 0.2 m/s. Next, we put into numbers what the eye sees at once.

# %% [markdown]
# ## Exercise 1: mean and covariance
#
# *Easy, about 8 minutes.* Return mean and covariance matrix of a set of points, by the definitions above, with $n - 1$.
#
# For the points `[[0, 0], [2, 6]]` the mean is `[1, 3]`, and the covariance `[[2, 6], [6, 18]]`.
#
# - One point alone, or none, has no covariance: raise a `ValueError` where there are fewer than two rows.
# - Standard deviations are 0, or from $10^{-6}$ to $10^6$, and the mean of a feature is at most a million times as large as its standard deviation, if that is not 0. Then $m_j$ is off
#   by at most $10^{-9} (\sigma_j + |m_j|)$, and $C_{jk}$ by at most $10^{-7} \sigma_j \sigma_k$. (The shortcut $\frac{1}{n-1} (\sum_i x_i x_i^\top - n\, m m^\top)$ is
#   not as exact: it takes one huge number from another.) Where a feature never varies, rounding may leave a trace in place of 0.
# - The covariance is to be your own: no `cov` or `corrcoef`, and no library but torch, NumPy and Python's own, without its `statistics`. All else of torch and NumPy is yours, `mean`, `var` and
#   `qr` among it, but not by a text that names it, as with `getattr`.
# - The points stay as they are, and both results are new tensors.
#
# <details><summary>Hint</summary>
#
# `points - mean` centres all rows at once. Which product of the centred points with their own transpose has the shape `(d, d)`? Its entry
# `[j, k]` sums over all rows.
#
# </details>


# %%
READY_MADE = {"cov", "corrcoef", "statistics"}
BY_A_TEXT = {
    *("getattr", "getattr_static", "__getattr__", "__getattribute__", "__dict__"),
    *("vars", "attrgetter", "methodcaller", "eval", "exec"),
    *("__import__", "import_module", "importlib"),
}


def check_own() -> None:
    """Check that the covariance is not a ready-made one. (The tests call it.)"""
    libraries: set[str] = set()
    for node in ast.walk(checks.text_of(mean_and_covariance)):
        if isinstance(node, ast.Import):
            libraries |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            libraries.add((node.module or "").split(".")[0])
    names = checks.names_in(mean_and_covariance)
    checks.true(
        "the covariance is your own",
        not names & (READY_MADE | BY_A_TEXT)
        and libraries <= {"torch", "numpy", *sys.stdlib_module_names},
        thought="Follow the definition, without cov, corrcoef, getattr, or a library "
        "besides torch and NumPy.",
    )


def check_moments(points: torch.Tensor) -> None:
    """Hold mean and covariance of points against NumPy's. (The tests call it.)"""
    with checks.unchanged(points=points):
        results = checks.attempt(mean_and_covariance, points)
    thought = "Two tensors in a tuple: the mean, then the covariance."
    results = checks.instance("the result", results, tuple, thought=thought)
    checks.equal("the number of results", len(results), 2, thought=thought)
    d = points.shape[1]
    rows = points.numpy()
    start = rows[0]  # a shift that keeps digits where the mean is large
    centre = (rows - start).mean(axis=0)
    expected = np.atleast_2d(np.cov(rows - start, rowvar=False))
    sigma = np.sqrt(np.diag(expected))
    thought = "The sum of all rows, divided by their number: one entry a feature."
    mean = checks.tensor(
        "the mean", results[0], shape=(d,), dtype=torch.float64, thought=thought
    )
    checks.true(
        "the mean",
        bool(
            (
                np.abs(mean.numpy() - start - centre)
                <= 1e-9 * (sigma + abs(start + centre))
            ).all()
        ),
        thought=thought,
    )
    covariance = checks.tensor(
        "the covariance",
        results[1],
        shape=(d, d),
        dtype=torch.float64,
        thought="One row and one column for each feature.",
    )
    sizes = np.where(sigma > 0, sigma, 1e-6 * abs(start))  # rounding may leave traces
    bound = 1e-7 * np.outer(sizes, sizes)
    checks.true(
        "the covariance",
        bool((np.abs(covariance.numpy() - expected) <= bound).all()),
        thought="Centre, multiply, sum, divide by one less than the number of points. "
        "Does it hold for means that are much larger than the spread?",
    )


# %% exercise="mean_and_covariance" task=3
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the mean and the covariance matrix of points.

    Args:
        points: One point in each row, shape ``[n, d]``, float64, on the CPU, with
            ``d`` at least 1.

    Returns:
        The mean, shape ``[d]``, and the covariance matrix with ``n - 1``, shape
        ``[d, d]``; both float64.

    Raises:
        ValueError: There are fewer than two points.
    """
    # BEGIN SOLUTION
    n = len(points)
    if n < 2:
        raise ValueError(f"got {n} points, expected at least 2 for a covariance")
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.T @ centred / (n - 1)
    # END SOLUTION


# %% test="mean_and_covariance" points=1
def test_mean_and_covariance() -> None:
    points = torch.tensor([[0.0, 0.0], [2.0, 6.0]], dtype=torch.float64)
    check_moments(points)
    mean, covariance = checks.attempt(mean_and_covariance, points)
    thought = "(0 + 2) / 2 and (0 + 6) / 2."
    checks.close("the mean of (0, 0), (2, 6)", mean, [1.0, 3.0], thought=thought)
    checks.close(
        "the covariance of (0, 0), (2, 6)",
        covariance,
        [[2.0, 6.0], [6.0, 18.0]],
        thought="Centred: (-1, -3) and (1, 3). Sum the products, divide by n - 1 = 1.",
    )
    generator = torch.Generator().manual_seed(91)
    for shape, shift in (((4, 2), 0.0), ((30, 3), 5.0), ((50, 2), 1e6), ((9, 1), -2.0)):
        noise = torch.randn(*shape, generator=generator, dtype=torch.float64)
        check_moments(noise + shift)
    for n in (0, 1):
        checks.raises(
            ValueError,
            lambda n=n: mean_and_covariance(torch.zeros(n, 2, dtype=torch.float64)),
            thought="What would you divide by?",
        )
    check_own()


# %% hidden="mean_and_covariance" points=2
def hidden_mean_and_covariance() -> None:
    rng = np.random.default_rng(92)
    for n, d in (
        (2, 1),
        (2, 5),
        (3, 3),
        (5, 2),
        (17, 4),
        (400, 2),
        (70, 80),
        (5003, 2),
    ):
        for scale, shift in ((1.0, 0.0), (1e-5, 0.0), (1e5, -3e5), (1e-3, 1e2)):
            points = torch.tensor(shift + scale * rng.normal(size=(n, d)))
            check_moments(points)
    for _ in range(3):  # small features, one set after the other
        check_moments(torch.tensor(1e-6 * rng.normal(size=(8, 2))))
    mixed = torch.tensor(rng.normal(size=(60, 3)) * [1e-6, 1.0, 1e6] + [1.0, -4e5, 0.0])
    check_moments(mixed)
    check_moments(mixed.flip(0)[::3, 1:])
    check_moments(mixed[:3].T)
    check_moments(torch.tensor([[3.0, 2.0], [3.0, 5.0], [3.0, 8.0]]).double())
    rare = torch.tensor(rng.normal(size=(90, 3)) * (rng.random(size=(90, 1)) < 0.2))
    check_moments(rare)  # most rows are zero, and equal to each other
    check_moments(rare.abs().ceil() + 5)  # few different rows, each several times
    constant = torch.full((3, 2), 0.1, dtype=torch.float64)
    check_moments(constant)
    check_moments(torch.cat([constant, 1e6 * rare[:3]], dim=1))
    points = torch.tensor(rng.normal(size=(6, 2)))
    for some in (points, points[:2], points[:, :1], torch.full_like(points, -7.0)):
        for _ in range(2):
            check_moments(some)
            checks.true(
                "the results are new tensors",
                checks.returns_new_tensors(mean_and_covariance, some),
                thought="Are both results new tensors, that share no memory?",
            )
            some *= -3  # the caller changes them between two calls
        check_moments(some)
    for n, d in ((0, 1), (0, 4), (1, 1), (1, 2), (1, 5)):
        checks.raises(
            ValueError,
            lambda n=n, d=d: mean_and_covariance(torch.ones(n, d, dtype=torch.float64)),
            thought="Is everything below two rows refused, for any number of features?",
        )
    check_own()


# %% [markdown]
# **Predict** the signs in what the next cell prints for the record. (It needs Exercise 1.)


# %% tags=["demo"]
def show_moments() -> None:
    """Print mean, covariance, correlation and eigenvalues of the two velocities."""
    mean, covariance = mean_and_covariance(velocities)
    sigma = covariance.diagonal().sqrt()
    rho = (covariance[0, 1] / sigma.prod()).item()
    print("mean               ", [f"{x:.2f}" for x in mean.tolist()])
    print("standard deviations", [f"{x:.2f}" for x in sigma.tolist()])
    print(f"covariance {covariance[0, 1]:.2f}, correlation {rho:.3f}")
    print(f"eigenvalues {1 + rho:.3f} along (1, 1), {1 - rho:.3f} along (1, -1)")
    print(f"the larger over the smaller one: {(1 + abs(rho)) / (1 - abs(rho)):.0f}")
    assert torch.allclose(covariance, torch.cov(velocities.T), rtol=1e-12)
    assert mean[0] > 0 > mean[1] and rho < -0.7
    found = torch.linalg.eigvalsh(torch.corrcoef(velocities.T))
    assert np.allclose(found, [1 + rho, 1 - rho], atol=1e-12)


with checks.demonstration():
    show_moments()

# %% [markdown]
# Mostly pushed to the right, the cart runs to the right and the pole falls to the left. The correlation is close to -1, so after normalising
# nearly all of the variance lies along $(1, -1)$, and hardly any along $(1, 1)$. The eigenvalues from `torch.linalg` are those of Lemma 2.

# %% [markdown]
# ## Exercise 2: generate a cloud
#
# *Easy, about 7 minutes.* Lemma 1 also works the other way round: it *makes* data with a covariance that you choose. Draw **noise**
# $z_i$ whose entries are independent, with mean 0 and variance 1, and transform it: the points $x_i = m + A z_i$ have, up to the luck of
# the draw, the mean $m$ and the covariance $A A^\top$. An agent may explore with such noise, whose entries are
# correlated, or start its episodes from states like those in a record.
#
# With $m = (5, 0)$ and $A = \begin{pmatrix} 1 & 0 \\ 2 & 0 \end{pmatrix}$, the noise $z = (0.5, 9)$ becomes the point $(5.5, 1)$.
#
# - The noise is that of **one** call, `torch.randn(n, d, generator=generator, dtype=torch.float64)`, row $i$ for point $i$. So the generator
#   determines the result, up to rounding, and is left where this one call leaves it, whatever $m$ and $A$ are.
# - `n` may be 0: the result then has the shape `(0, d)`.
# - Mean and mixing matrix stay as they are, and the result is a new tensor.
#
# <details><summary>Hint</summary>
#
# Points in rows are transformed by `points @ matrix.T`. What does broadcasting make of `mean + ...`?
#
# </details>


# %%
def check_cloud(n: int, mean: torch.Tensor, mixing: torch.Tensor, seed: int) -> None:
    """Hold generated points against those that a seed determines. (For the tests.)"""
    generator = torch.Generator().manual_seed(seed)
    again = torch.Generator().manual_seed(seed)
    d = len(mean)
    rows = [*zip(mean.tolist(), mixing.tolist(), strict=True)]
    for what in ("the cloud", "the cloud of the next call"):
        with checks.unchanged(mean=mean, mixing=mixing):
            points = checks.attempt(cloud, n, mean, mixing, generator)
        points = checks.tensor(
            what,
            points,
            shape=(n, d),
            dtype=torch.float64,
            thought="One row for each point, of doubles, also where there are none.",
        )
        noise = torch.randn(n, d, generator=again, dtype=torch.float64).tolist()
        expected = np.array(
            [
                [m + math.fsum(map(math.prod, zip(a, z, strict=True))) for m, a in rows]
                for z in noise
            ]
        ).reshape(n, d)
        checks.close(
            what,
            points,
            expected,
            thought="Point i is mean + A z, with z the row i of one call of "
            "torch.randn, all in doubles. Is A transposed where it has to be? Does "
            "the generator move on?",
            rtol=1e-9,
            atol=1e-9 * float(np.abs(expected).max(initial=0.0)),
        )
        checks.equal(
            f"what the generator draws after {what}",
            torch.randint(1_000_000, (3,), generator=generator).tolist(),
            torch.randint(1_000_000, (3,), generator=again).tolist(),
            thought="One call of torch.randn for each cloud, whatever the matrix is?",
        )


# %% exercise="cloud" task=1
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Generate points with a given mean, and a covariance that a matrix gives.

    Args:
        n: Number of points, 0 or more.
        mean: Mean of the points, shape ``[d]``, float64, on the CPU.
        mixing: The matrix ``A`` of ``x = mean + A z``, shape ``[d, d]``, float64.
        generator: Source of the noise, on the CPU. The call moves it on.

    Returns:
        The points, one in each row, shape ``[n, d]``, float64.
    """
    # BEGIN SOLUTION
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T
    # END SOLUTION


# %% test="cloud" points=1
def test_cloud() -> None:
    plane = torch.tensor([[1.0, 0.0], [2.0, 0.5]], dtype=torch.float64)
    for n, middle, mixing in (
        (3, [5.0, 0.0], torch.eye(2).double()),
        (4, [0.0, 0.0], plane),
        (1, [5.0, -1.0], plane),
        (30, [5.0, -1.0], plane),
        (0, [1.0, 1.0], plane),
    ):
        check_cloud(n, torch.tensor(middle, dtype=torch.float64), mixing, seed=5)


# %% hidden="cloud" points=2
def hidden_cloud() -> None:
    rng = np.random.default_rng(93)
    for n in (0, 1, 2, 7, 15, 16, 17, 300):
        for d in (1, 2, 3, 9):
            mean = torch.tensor(rng.normal(scale=3.0, size=d))
            mixing = torch.tensor(rng.normal(size=(d, d)))
            check_cloud(n, mean, mixing, seed=int(rng.integers(1_000)))
    for scale in (1e-6, 1e6):
        mixing = torch.tensor(scale * rng.normal(size=(2, 2)))
        check_cloud(5, torch.zeros(2, dtype=torch.float64), mixing, seed=7)
    mean, mixing = (
        torch.tensor(rng.normal(size=3)),
        torch.tensor(rng.normal(size=(3, 3))),
    )
    check_cloud(5_000, mean, mixing, seed=8)
    check_cloud(4, mean, mixing.T, seed=9)
    nothing = torch.zeros(3, 3, dtype=torch.float64)
    flat = torch.diag(mean * torch.tensor([1.0, 0.0, 1.0]))
    for special in (nothing, flat, mixing.triu(), torch.eye(3, dtype=torch.float64)):
        for middle in (mean, nothing[0]):
            check_cloud(4, middle, special, seed=10)
            check_cloud(40, middle, special, seed=10)
    for n, middle, matrix in (
        (5, mean, mixing),
        (1, mean, nothing),
        (4, mean, nothing),
        (4, nothing[0], torch.eye(3, dtype=torch.float64)),
    ):
        generator = torch.Generator().manual_seed(11)
        checks.true(
            "the cloud is a new tensor",
            checks.returns_new_tensors(cloud, n, middle, matrix, generator),
            thought="Is it a new tensor at each call, also where A is zero?",
        )
    checks.draws_only_from_its_generator(
        lambda generator: checks.attempt(cloud, 5, mean, mixing, generator),
        kind="torch",
        thought="Is the generator that is passed the only source of noise?",
    )


# %% [markdown]
# Let us generate a twin of the record. We need some $A$ with $A A^\top = C$. The **Cholesky factor** is one: the lower triangular matrix
# $L$ with positive diagonal and $L L^\top = C$. For two features you can solve for its three entries in turn:
# $L_{00} = \sigma_0$, $L_{10} = C_{10} / L_{00}$, $L_{11} = \sqrt{C_{11} - L_{10}^2}$. **Predict**: in what will record and twin
# agree, and in what not? (The cell needs Exercises 1 and 2.)


# %% tags=["demo"] alt="Two scatter plots side by side, of the same slope, length and width. Left, the record in its stripes. Right, its twin: a smooth ellipse without stripes."
def show_twin(seed: int) -> None:
    """Draw the record beside generated points of the same mean and covariance."""
    mean, covariance = mean_and_covariance(velocities)
    (variance, shared), (_, other) = covariance.tolist()
    first = math.sqrt(variance)
    second = [shared / first, math.sqrt(other - shared**2 / variance)]
    mixing = torch.tensor([[first, 0.0], second], dtype=torch.float64)
    assert torch.allclose(mixing, torch.linalg.cholesky(covariance))
    generator = torch.Generator().manual_seed(seed)
    twin = cloud(len(velocities), mean, mixing, generator)
    _, panels = plt.subplots(1, 2, figsize=(7.6, 3.8), sharex=True, sharey=True)
    for axes, name, points in zip(
        panels, ("record", "twin"), (velocities, twin), strict=True
    ):
        axes.plot(*points.T.tolist(), ".", color=plots.PALETTE[0], ms=3)
        axes.set(xlabel=FEATURES[0], ylabel=FEATURES[1], title=name)
    plt.show()
    many_mean, many_covariance = mean_and_covariance(
        cloud(200_000, mean, mixing, generator)
    )
    gap = ((many_covariance - covariance).abs() / covariance.abs()).max().item()
    print(f"200,000 twins: entries of the covariance off by at most {gap:.1%}")
    assert gap < 0.02 and torch.allclose(many_mean, mean, atol=0.01)


with checks.demonstration():
    show_twin(seed=9)

# %% [markdown]
# Slope, length and width agree, and the stripes are gone. Mean and covariance tell where a cloud lies and how it stretches, not what it is
# made of. Everything that follows changes these two, and only these two.

# %% [markdown]
# ## Exercise 3: before and after
#
# *Medium, about 10 minutes.* Draw a set of points before and after **several** transformations, side by side.
#
# - The panels stand in one row. The first, titled `before`, shows the points as they are. Then comes one panel for each matrix, in
#   the order of the dictionary, titled by its key, letter by letter (other words may stand beside it): the points transformed by that matrix. A key may hold a `_`, but no `$`.
# - Each panel shows a marker at every point and nowhere else, no lines between them, and labels on both axes (of each panel, or of the whole
#   figure).
# - Sizes can be compared: all panels have the same limits along x, and the same along y; a unit is as long along x as along y, everywhere; values
#   grow to the right and upwards; and every point lies within the limits.
# - A new `Figure` at each call. The arguments stay as they are.
#
# For the point $(1, 0)$ and `{"quarter turn": [[0, -1], [1, 0]]}` there are two panels, with markers at $(1, 0)$ and $(0, 1)$.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, k, sharex=True, sharey=True)` makes `k` panels with common limits, and `axes.set_aspect("equal")` makes units alike.
# `axes.plot(x, y, ".")` draws markers without lines. A dictionary that begins with the identity spares you a special case.
#
# </details>


# %%
def check_clouds(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> None:
    """Check the figure of points before and after transformations. (For the tests.)"""
    names = ["before", *matrices]
    with checks.unchanged(points=points, matrices=matrices):
        figure = checks.figure_of(
            clouds_figure,
            points,
            matrices,
            n_axes=len(names),
            arranged="row",
            thought="A new figure: `before`, and a panel for each matrix, in one row.",
        )
    panels = checks.panels_of(figure)
    thought = "`before`, and then the keys of the dictionary, in their order."
    checks.titles(panels, names, thought=thought)
    limits = [(*axes.get_xlim(), *axes.get_ylim()) for axes in panels]
    for name, axes in zip(names, panels, strict=True):
        places = points.numpy()
        if name != "before":
            places = np.einsum("jk,ik->ij", matrices[name].numpy(), places)
        x, y = places.T
        size = float(np.abs(places).max())
        what = f"the points of {name!r}"
        checks.scatter(
            what,
            axes,
            x,
            y,
            joined=False,
            only=True,
            thought="A marker at every point, and no lines. X @ M.T for rows.",
            rtol=1e-4,
            atol=1e-6 * size,
        )
        checks.in_view(what, axes, x=x, y=y, thought="Is any point cut off?")
        checks.equal_units(axes, thought='`axes.set_aspect("equal")` makes them alike.')
        checks.equal(
            "the scales of x and y",
            (axes.get_xscale(), axes.get_yscale()),
            ("linear", "linear"),
            thought="Is a unit as long far away as it is at the origin?",
        )
    left, right, bottom, top = limits[0]
    checks.true(
        "values grow to the right and upwards",
        left < right and bottom < top,
        thought="An inverted axis mirrors the cloud.",
    )
    for other in limits[1:]:
        checks.close(
            "the limits of the panels",
            other,
            limits[0],
            thought="All panels with the same limits: sharex, sharey, or set_xlim.",
        )


# %% exercise="clouds_figure" task=2
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    """Draw points of the plane before and after linear transformations.

    Args:
        points: One point in each row, shape ``[n, 2]`` with ``n`` from 1 to 2000,
            float64, on the CPU.
        matrices: One to three matrices of shape ``[2, 2]``, float64, each by the name
            of what it does; none of these names is "before".

    Returns:
        A new figure with one panel for the points, and one for each matrix.
    """
    # BEGIN SOLUTION
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    size = (2.6 * len(stages), 3.0)
    figure, panels = plt.subplots(
        1, len(stages), figsize=size, sharex=True, sharey=True
    )
    for axes, (name, stage) in zip(panels, stages.items(), strict=True):
        axes.plot(*stage.T.tolist(), ".", color=plots.PALETTE[0], ms=3)
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure
    # END SOLUTION


# %% test="clouds_figure" points=1
def test_clouds_figure() -> None:
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    slant = torch.tensor([[1.0, 2.0], [0.0, 1.0]], dtype=torch.float64)
    few = torch.tensor([[1.0, 0.0], [3.0, 1.0], [-1.0, 2.0]], dtype=torch.float64)
    check_clouds(few, {"slant": slant, "quarter turn": quarter})


# %% hidden="clouds_figure" points=2
def hidden_clouds_figure() -> None:
    rng = np.random.default_rng(94)
    names = rng.permutation(["scale X", "turn", "Mirror, as in LaTeX"]).tolist()
    matrices = {name: torch.tensor(rng.normal(size=(2, 2))) for name in names}
    matrices["scale X"] = torch.eye(2).double()  # by 1, for once
    check_clouds(torch.tensor(rng.normal(scale=500.0, size=(40, 2))), matrices)
    far = torch.tensor(rng.normal(loc=(8.0, -3.0), size=(25, 2)))
    check_clouds(
        far,
        {
            "smaller_2": 0.1 * torch.eye(2).double(),
            "half_turn, 50 % far away": torch.tensor(
                [[-3.0, 0.0], [0.0, 3.0]]
            ).double(),
        },
    )
    check_clouds(0.01 * far[:1], {"flat": torch.ones(2, 2).double()})
    many = torch.tensor(rng.standard_t(3, size=(2000, 2)))  # some of them far away
    check_clouds(many, {"turn": matrices["turn"]})


# %% [markdown]
# **Predict** with Lemma 1, before you look: the record is centred, and then turned by 45 degrees, stretched by two along entry 0, or mirrored in
# entry 0. What happens to the covariance of the two entries each time: larger, smaller, or of the other sign?
# (The cell needs Exercises 1 and 3.)


# %% tags=["demo"] alt="Four panels with the same limits. Before: a thin streak falling to the right. Turn: the streak lies nearly flat, but still falls a little. Stretch: twice as wide. Mirror: the streak rises to the right."
def turn(degrees: float) -> torch.Tensor:
    """Return the matrix that turns the plane anticlockwise, float64."""
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    return torch.tensor([[cosine, -sine], [sine, cosine]], dtype=torch.float64)


def show_transformations() -> None:
    """Draw the centred record under three matrices, and hold Lemma 1 against it."""
    mean, covariance = mean_and_covariance(velocities)
    matrices = {
        "turn": turn(45),
        "stretch": torch.tensor([[2.0, 0.0], [0.0, 1.0]]).double(),
        "mirror": torch.tensor([[-1.0, 0.0], [0.0, 1.0]]).double(),
    }
    figure = clouds_figure(velocities - mean, matrices)
    display(figure)  # also where it was made without pyplot
    plt.close(figure)
    shared: dict[str, float] = {}
    for name, matrix in {"before": torch.eye(2).double(), **matrices}.items():
        expected = matrix @ covariance @ matrix.T
        (a, c), (_, b) = expected.tolist()
        print(f"{name:8} variances {a:.2f} and {b:.2f}, covariance {c:5.2f}")
        found = mean_and_covariance((velocities - mean) @ matrix.T)[1]
        assert torch.allclose(found, expected, rtol=1e-9)
        shared[name] = c
    assert 0.1 < shared["turn"] / shared["before"] < 0.9
    assert math.isclose(shared["stretch"], 2 * shared["before"])
    assert math.isclose(shared["mirror"], -shared["before"])


with checks.demonstration():
    show_transformations()

# %% [markdown]
# The stretch doubles the covariance (and multiplies the variance of entry 0 by four), the mirror turns its sign, and the turn takes part of
# it away, but not all. By Lemma 2, 45 degrees are right for a **normalised** cloud, and this one was only centred. Now do it in the right
# order, in motion: centre, normalise, turn, scale. **Predict** what the correlation is after each of the four steps. (The dashed circle
# stays where it is, to compare with. The cell needs Exercise 1.)


# %% tags=["demo"] alt="An animation of the record. The streak slides to the origin, is normalised until it lies on the falling diagonal, turns by 45 degrees until it lies along entry 0, and is then stretched across until it is a round cloud, most of it inside a circle of radius 2."
def unfolded(share: float) -> torch.Tensor:
    """Return the record after a share of its whitening: 1 for each of the four steps.

    From 0 to 1 it is centred, to 2 normalised, to 3 turned, and to 4 scaled.
    """
    steps = [min(max(share - k, 0.0), 1.0) for k in range(4)]
    mean, covariance = mean_and_covariance(velocities)
    sigma = covariance.diagonal().sqrt()
    rho = (covariance[0, 1] / sigma.prod()).item()
    long_first = torch.tensor([1 + abs(rho), 1 - abs(rho)], dtype=torch.float64)
    points = (velocities - steps[0] * mean) / sigma ** steps[1]
    way = -45 if rho > 0 else 45  # from the cloud's diagonal to entry 0
    return points @ turn(way * steps[2]).T / long_first ** (steps[3] / 2)


def whitening_film(n_frames: int) -> FuncAnimation:
    """Film the record from what was seen to its white cloud."""
    figure, axes = plt.subplots(figsize=(3.8, 4.0))
    [dots] = axes.plot(*velocities.T.tolist(), ".", color=plots.PALETTE[0], ms=3)
    circle = Circle((0, 0), 2, fill=False, color=plots.PALETTE[1], linestyle="--")
    circle.set_label("radius 2")
    axes.add_patch(circle)
    axes.legend(loc="lower left")
    axes.set(xlim=(-4, 4), ylim=(-4, 4), xlabel="entry 0", ylabel="entry 1")
    axes.set(aspect="equal", xticks=(-4, -2, 0, 2, 4), yticks=(-4, -2, 0, 2, 4))
    figure.draw_without_rendering()  # gives everything its place, once for all frames
    figure.set_layout_engine("none")
    names = ("as seen", "centred", "normalised", "turned", "white")

    def update(frame: int) -> list[Artist]:
        share = 4 * frame / (n_frames - 1)
        points = unfolded(share)
        dots.set_data(points[:, 0].tolist(), points[:, 1].tolist())
        axes.set_title(names[math.ceil(share)])
        return [dots]

    return FuncAnimation(figure, update, frames=n_frames, interval=400, repeat=False)


def show_steps() -> None:
    """Print mean, variances and correlation after each step."""
    found: list[list[float]] = []
    for share, name in enumerate(
        ("as seen", "centred", "normalised", "turned", "white")
    ):
        mean, covariance = mean_and_covariance(unfolded(share))
        variances = covariance.diagonal()
        rho = covariance[0, 1].item() / math.sqrt(variances.prod().item())
        found.append([*mean.tolist(), *variances.tolist(), rho])
        a, b, c, d, e = (f"{round(x, 2) + 0.0:5.2f}" for x in found[-1])  # no -0.00
        print(f"{name:10} mean {a} {b}   variances {c} {d}   correlation {e}")
    seen, rho = found[0], found[0][-1]
    assert np.allclose(found[1], [0, 0, *seen[2:]], atol=1e-9)
    assert np.allclose(found[2], [0, 0, 1, 1, rho], atol=1e-9)
    assert np.allclose(found[3], [0, 0, 1 + abs(rho), 1 - abs(rho), 0], atol=1e-9)
    assert np.allclose(found[4], [0, 0, 1, 1, 0], atol=1e-6)


with checks.demonstration():
    animations.show(whitening_film(9))
    show_steps()

# %% [markdown]
# Centring moves the mean and nothing else. Normalising makes the variances 1 and leaves the correlation as it is: it does not know of
# diagonals. The turn takes the correlation away, and gives the eigenvalues of Lemma 2 as variances. The last step divides by their roots,
# and the cloud is white: round, although still striped.

# %% [markdown]
# ## Exercise 4: a whitening matrix
#
# *Hard, about 12 minutes.* Return a matrix $W$ with $W C W^\top = I$, for any number of features. **Any** such $W$ is right: that of Lemma 3,
# or another one (Lemma 4).
#
# For `[[4.0, 0.0], [0.0, 0.25]]`, `[[0.5, 0.0], [0.0, 2.0]]` is one of the right answers, and `[[0.0, 2.0], [0.5, 0.0]]` is another.
#
# - Each entry of $W C W^\top$ is off by at most $10^{-6}$, also for features that are nearly equal, and for features of very different
#   size: standard deviations are 0, or lie between $10^{-6}$ and $10^6$.
# - Raise a `ValueError` if a variance is not positive, or if the smallest eigenvalue of the **correlation** matrix $K$ is at most $10^{-8}$.
#   Both may be negative, where the matrix is no covariance of any data. (The tests keep away from the border by a factor of 2.)
# - The result is a new tensor, and the covariance stays as it is.
#
# <details><summary>Hint</summary>
#
# Follow lines 2 to 6 of the box. `torch.linalg.eigh(matrix)` returns the eigenvalues from small to large, and the eigenvectors as **columns**.
# Do not take the eigenvectors of $C$ itself: between variances of $10^{-12}$ and $10^{12}$, the rounding of the large one may swallow
# the small one. Dividing by `sigma[:, None]` divides rows, by `sigma` columns.
#
# </details>


# %%
def check_whitens(covariance: torch.Tensor) -> None:
    """Check that the matrix for a covariance makes it the identity. (For the tests.)"""
    with checks.unchanged(covariance=covariance):
        matrix = checks.attempt(whitening_matrix, covariance)
    d = len(covariance)
    matrix = checks.tensor(
        "the whitening matrix",
        matrix,
        shape=(d, d),
        dtype=torch.float64,
        thought="A row and a column for each feature, of doubles.",
    )
    checks.close(
        "W C W^T",
        matrix.numpy() @ covariance.numpy() @ matrix.numpy().T,
        np.eye(d),
        thought="Normalise, turn, scale: are the eigenvectors those of K, and in rows? "
        "Is it divided by the roots of the eigenvalues?",
        rtol=0.0,
        atol=1e-6,
    )


RELATED = [  # covariances that are alike in one thing or another
    size * torch.tensor([[a, c], [c, b]], dtype=torch.float64)
    for size in (1.0, 1e-8, 2e-10)
    for a, b, c in ((3, 2, 1), (2, 3, 1), (3, 2, -1), (3, 2, 1.0001), (4, 1, 1))
]


def refuses(covariance: torch.Tensor) -> None:
    """Check that a covariance is refused. (The tests call it.)"""
    with checks.unchanged(covariance=covariance):
        checks.raises(
            ValueError,
            lambda: whitening_matrix(covariance),
            thought="No variance, or the smallest eigenvalue of K too small?",
        )


# %% exercise="whitening_matrix" task=4
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    """Return a matrix that makes data with this covariance white.

    Args:
        covariance: Covariance matrix ``C``, symmetric, shape ``[d, d]`` with ``d`` at
            least 1, float64, on the CPU. One that no data can have is refused.

    Returns:
        A matrix ``W`` with ``W @ C @ W.T`` the identity, shape ``[d, d]``, float64.

    Raises:
        ValueError: A variance is not positive, or the smallest eigenvalue of the
            correlation matrix is at most 1e-8.
    """
    # BEGIN SOLUTION
    if not (covariance.diagonal() > 0).all():
        variances = covariance.diagonal().tolist()
        raise ValueError(f"got the variances {variances}, expected positive ones")
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma[:, None] / sigma
    eigenvalues, eigenvectors = torch.linalg.eigh(correlation)
    if eigenvalues[0] <= 1e-8:
        raise ValueError(
            f"the correlation matrix has the eigenvalue {eigenvalues[0]:.1e}, expected "
            "more than 1e-8: some feature is a mix of the others"
        )
    return eigenvectors.T / eigenvalues.sqrt()[:, None] / sigma
    # END SOLUTION


# %% test="whitening_matrix" points=1
def test_whitening_matrix() -> None:
    for rows in (
        [[4.0, 0.0], [0.0, 0.25]],
        [[9.0]],
        [[2.0, 1.0], [1.0, 2.0]],
        [[20.0 / 3, 4.0], [4.0, 20.0 / 3]],
        [[1.0, -2.4], [-2.4, 9.0]],
        [[1.0, 0.99999], [0.99999, 1.0]],  # two nearly equal features
        [[1e12, 0.5], [0.5, 1e-12]],  # sizes that differ by 12 powers of 10
        [[3.0, 1.0, 0.0], [1.0, 2.0, -1.0], [0.0, -1.0, 1.0]],
    ):
        check_whitens(torch.tensor(rows, dtype=torch.float64))
    correlation = torch.tensor([[1.0, 0.5, 0.3], [0.5, 1.0, 0.2], [0.3, 0.2, 1.0]])
    sizes = torch.tensor([1.0, 1e-6, 1e6], dtype=torch.float64)
    for shift in (0, 1, 2):  # variances from 1e-12 to 1e12
        turned = sizes.roll(shift)
        check_whitens(correlation.double() * turned * turned[:, None])
    for rows in (
        [[1.0, 1.0], [1.0, 1.0]],  # rho = 1
        [[4.0, -2.0], [-2.0, 1.0]],  # rho = -1
        [[1.0, 0.0], [0.0, 0.0]],  # the second feature never varies
        [[0.0]],
        [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 2.0]],  # third = first + second
        [[1.0, 2.0], [2.0, 1.0]],  # no data have this: the eigenvalue -1
        [[4.0, 1.0], [1.0, -4.0]],  # nor this: a negative variance
    ):
        refuses(torch.tensor(rows, dtype=torch.float64))


# %% hidden="whitening_matrix" points=2
def hidden_whitening_matrix() -> None:
    rng = np.random.default_rng(95)

    def sized(correlation: np.ndarray, *sizes: float) -> torch.Tensor:
        return torch.tensor(correlation * np.outer(sizes, sizes))

    for sign in (1, -1):
        for gap in (0.9, 0.3, 1e-2, 1e-4, 1e-6, 1e-7, 2.1e-8):  # 1 - |rho|
            pair = np.array([[1.0, sign * (1 - gap)], [sign * (1 - gap), 1.0]])
            for sizes in ((1.0, 1.0), (1e-6, 1e6), (1e5, 3e-6), (2e-6, 1e-6)):
                check_whitens(sized(pair, *sizes))
        for gap in (4.9e-9, 1e-10, 1e-12, 0.0, -1e-10, -1e-3, -0.5, -9.0):
            pair = np.array([[1.0, sign * (1 - gap)], [sign * (1 - gap), 1.0]])
            for sizes in ((1.0, 1.0), (1e-6, 1e6), (300.0, 0.02)):
                refuses(sized(pair, *sizes))
    for d in (1, 2, 3, 4, 6, 30):
        factor = rng.normal(size=(d, 3 * d))
        correlation = np.corrcoef(factor).reshape(d, d)
        check_whitens(torch.tensor(correlation))
        check_whitens(sized(correlation, *(10 ** rng.uniform(-6, 6, size=d))))
        for place in {0, d // 2, d - 1}:
            for variance in (0.0, -1e-12, -1.0):
                lost = np.diag(rng.uniform(0.5, 2.0, size=d))
                lost[place, place] = variance
                refuses(torch.tensor(lost))
        refuses(torch.tensor(-correlation))
        if d > 2:  # the last feature is a mix of the others
            for noise, is_right in (
                (1e-2, True),
                (1e-3, True),
                (1e-6, False),
                (0, False),
            ):
                factor[-1] = factor[:-1].sum(axis=0) / d + noise * rng.normal(
                    size=3 * d
                )
                mixed = sized(np.cov(factor), *(10 ** rng.uniform(-4, 4, size=d)))
                (check_whitens if is_right else refuses)(mixed)
    pairs = np.kron(np.eye(6), [[1.0, 0.99], [0.99, 1.0]])  # a tiny determinant
    check_whitens(torch.tensor(pairs))
    for least, is_right in ((3e-8, True), (4.9e-9, False), (-1e-3, False)):
        alike = least * np.eye(12) + (1 - least)  # eigenvalues of least, and one of 12
        (check_whitens if is_right else refuses)(torch.tensor(alike))
    for d in (3, 4, 7):  # every pair may be a pair of data, and all together not
        for least in (0.1, 1e-3, 3e-8, 4.9e-9, -1e-7, -1e-3, -0.3):
            rho = (least - 1) / (d - 1)
            signs = rng.choice([-1.0, 1.0], size=d)
            alike = np.outer(signs, signs) * ((1 - rho) * np.eye(d) + rho)
            one = sized(alike, *(10 ** rng.uniform(-6, 6, size=d)))
            (check_whitens if least > 1e-8 else refuses)(one)
            if least < -1e-8:  # two negative eigenvalues, and a positive determinant
                refuses(torch.tensor(np.kron(np.eye(2), alike)))
    for _ in range(2):
        for one in RELATED:
            check_whitens(one)
    for size in (1e-6, 1e-3, 1.0, 1e3, 1e6):
        check_whitens(torch.tensor([[size**2]], dtype=torch.float64))
    check_whitens(torch.eye(3, dtype=torch.float64))
    covariance = torch.tensor([[2.0, 0.5], [0.5, 1.0]], dtype=torch.float64)
    for one in (
        covariance,
        torch.eye(2, dtype=torch.float64),
        torch.diag(covariance.diagonal()),
        covariance[:1, :1].clone(),
    ):
        for _ in range(2):
            checks.true(
                "the result is a new tensor",
                checks.returns_new_tensors(whitening_matrix, one),
                thought="Is it a new tensor at each call?",
            )
            one *= 3.0  # the caller changes it between two calls
            check_whitens(one)


# %% [markdown]
# ### How nearly equal may two features be?
#
# The second feature is the first one plus a little of something else, $x_1 = x_0 + \varepsilon z$. Then $1 - |\rho|$ is about
# $\varepsilon^2 / 2$. The cell whitens 2000 such points, for smaller and smaller $\varepsilon$, with your matrix, and also without
# any rule, with the eigenvectors and eigenvalues that Lemma 2 gives. **Predict**: down to which $\varepsilon$ is the covariance of the white
# points the identity to $10^{-6}$? What happens below? (It needs Exercises 1, 2 and 4.)


# %% tags=["demo"]
def without_rule(covariance: torch.Tensor) -> torch.Tensor:
    """Return the matrix of Lemmas 2 and 3 for two features, whatever they are."""
    sigma = covariance.diagonal().sqrt()
    rho = covariance[0, 1] / sigma.prod()
    rows = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64)
    return rows / torch.stack([2 + 2 * rho, 2 - 2 * rho]).sqrt()[:, None] / sigma


def error_of(points: torch.Tensor, matrix: torch.Tensor) -> float:
    """Return how far the covariance of the transformed points is from the identity."""
    mean = points.mean(dim=0)
    covariance = mean_and_covariance((points - mean) @ matrix.T)[1]
    return (covariance - torch.eye(2)).abs().max().item()


def show_limits(seed: int) -> None:
    """Print the errors of whitening for two features that are more and more alike."""
    print("epsilon   1 - |rho|   without the rule   with it")
    for power in range(1, 9):
        epsilon = 10.0**-power
        generator = torch.Generator().manual_seed(seed)
        mixing = torch.tensor([[1.0, 0.0], [1.0, epsilon]], dtype=torch.float64)
        points = cloud(2000, torch.zeros(2).double(), mixing, generator)
        covariance = mean_and_covariance(points)[1]
        error = error_of(points, without_rule(covariance))
        try:
            own = error_of(points, whitening_matrix(covariance))
        except ValueError:
            told = "refused"
            assert power >= 4
        else:
            told = f"{own:.0e}"
            assert power <= 3 and own < 1e-6
        assert power < 7 or not error < 1e-6
        print(f"1e-{power:<8}{epsilon**2 / 2:<12.0e}{error:<19.0e}{told}")


with checks.demonstration():
    show_limits(seed=9)

# %% [markdown]
# Down to $\varepsilon = 10^{-3}$ the covariance is the identity to far better than $10^{-6}$; from $10^{-4}$ on, your function refuses. Why so early?
# A `float64` has 16 digits. The eigenvalue $1 - |\rho|$ is a difference of two numbers near 1, so it is off by about $10^{-16}$, whatever
# its size: relative to $10^{-8}$ that is $10^{-8}$, and relative to $10^{-14}$ it is a hundredth. In the last lines the
# white cloud is not white at all, or consists of NaN. And long before that, one of its features is nothing but the tiny difference, blown up more
# than a thousand times. If that is measurement noise, then whitening has made noise as large as everything else. A refusal is the better answer:
# drop one of the two features.

# %% [markdown]
# ## Only up to a rotation
#
# Lemma 4 in motion: here is the white record, turned by the angle that you choose. Three points keep their marks, so that you can see them go.
# **Predict**: how do the variances and the correlation in the title depend on the angle? (It needs Exercises 1 and 4. Without a slider
# you see 30 degrees.)


# %% tags=["demo"] alt="The white record, a round striped cloud, turned by 30 degrees; three of its points are marked by a star, a cross and a square. The title gives the variances 1.00 and 1.00 and the correlation 0.00."
def turned_figure(degrees: float) -> Figure:
    """Draw the white record, turned."""
    mean, covariance = mean_and_covariance(velocities)
    white = (velocities - mean) @ (turn(degrees) @ whitening_matrix(covariance)).T
    (first, shared), (_, second) = mean_and_covariance(white)[1].tolist()
    assert abs(first - 1) < 1e-6 and abs(second - 1) < 1e-6 and abs(shared) < 1e-6
    figure, axes = plt.subplots(figsize=(4.2, 4.4))
    axes.plot(*white.T.tolist(), ".", color=plots.PALETTE[0], ms=3)
    order = white.square().sum(dim=1).argsort()  # the same points at each angle
    for place, mark in ((-1, "*"), (-20, "X"), (len(order) // 2, "s")):
        x, y = white[order[place]].tolist()
        axes.plot(x, y, mark, color=plots.PALETTE[1], ms=11, markeredgecolor="black")
    axes.set(xlim=(-5, 5), ylim=(-5, 5), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    correlation = round(shared, 2) + 0.0
    axes.set_title(
        f"variances {first:.2f}, {second:.2f}, correlation {correlation:.2f}"
    )
    return figure


with checks.demonstration():
    controls.interactive_figure(
        turned_figure, degrees=controls.slider(0, 360, 10, 30, "angle (degrees)")
    )

# %% [markdown]
# They do not depend on it at all. There is a quicker way to whiten, which makes use of this freedom. Let $L$ be the Cholesky factor,
# $L L^\top = C$. Then $W = L^{-1}$ whitens too, because $L^{-1} (L L^\top) L^{-\top} = I$. **Predict**: in which of these will the white points
# of the two ways agree: coordinates, lengths, distances?


# %% tags=["demo"]
def show_two_ways() -> None:
    """Whiten by eigenvectors and by the Cholesky factor, and compare."""
    mean, covariance = mean_and_covariance(velocities)
    own = whitening_matrix(covariance)
    other = torch.linalg.inv(torch.linalg.cholesky(covariance))
    q = other @ torch.linalg.inv(own)  # Lemma 4: other = Q own
    print(f"Q^T Q is the identity up to {(q.T @ q - torch.eye(2)).abs().max():.0e}")
    first, second = ((velocities - mean) @ w.T for w in (own, other))
    for name, gap in (
        ("coordinates", (first - second).abs().max()),
        ("lengths", (first.norm(dim=1) - second.norm(dim=1)).abs().max()),
        ("distances", (torch.pdist(first) - torch.pdist(second)).abs().max()),
    ):
        print(f"{name:12} differ by at most {gap:.0e}")
        assert gap < 1e-9 or name == "coordinates"
    turns = torch.stack([turn(degrees) @ own for degrees in range(0, 360, 30)])
    white = turns @ covariance @ turns.mT
    assert torch.allclose(white, torch.eye(2).double().expand(12, 2, 2), atol=1e-9)
    skewed = torch.tensor([[1.0, 0.1], [0.0, 1.0]]).double() @ own  # no rotation
    assert not torch.allclose(
        skewed @ covariance @ skewed.T, torch.eye(2).double(), atol=0.05
    )


with checks.demonstration():
    show_two_ways()

# %% [markdown]
# Lengths and distances agree to the last digits. Coordinates may be anything: so never give a meaning to "white feature 0" unless
# you know how it was made.

# %% [markdown]
# ## Exercise 5: prepare what comes next
#
# *Medium, about 8 minutes.* An agent computes mean and covariance once, from a record, and then prepares **each later observation** with these
# same numbers. (If it took the mean of whatever came in, a single observation would always become zero.) Return the points in three forms,
# with the mean $m$ and the covariance $C$ that are given:
#
# 1. **centred**, $x - m$;
# 2. **normalised**: centred, and each feature divided by its standard deviation $\sqrt{C_{jj}}$;
# 3. **white**: $W (x - m)$, with a whitening matrix $W$ for $C$, as exact as in Exercise 4. Any one will do, as long as it depends on $C$ alone: equal
#    covariances have equal $W$, for all points and at every call.
#
# With $m = (1, 1)$ and $C = \operatorname{diag}(4, 0.25)$ the point $(3, 0)$ becomes $(2, -1)$ centred and $(1, -2)$ normalised. White, it is
# $(1, -2)$, or that turned or mirrored: in any case of length $\sqrt5$.
#
# - There may be many points, one, or none. What becomes of a point does not depend on the others. Numbers are right up to rounding.
# - A covariance that `whitening_matrix` refuses is a `ValueError` here, too, even without points.
# - The arguments stay as they are, and the results are three new tensors: whoever writes into one changes nothing else.
#
# <details><summary>Hint</summary>
#
# Three lines, if you let `whitening_matrix` of Exercise 4 do its part. Nothing is computed from the points but the results.
#
# </details>


# %%
def check_prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> list[np.ndarray]:
    """Check the three forms of points, and return them. (The tests call it.)"""
    with checks.unchanged(points=points, mean=mean, covariance=covariance):
        forms = checks.attempt(prepared, points, mean, covariance)
    thought = "Three tensors in a tuple: centred, normalised, white."
    forms = checks.instance("the result", forms, tuple, thought=thought)
    checks.equal("the number of results", len(forms), 3, thought=thought)
    for name, form in zip(("centred", "normalised", "white"), forms, strict=True):
        checks.tensor(
            f"the {name} points",
            form,
            shape=tuple(points.shape),
            dtype=torch.float64,
            thought="The shape of the points, of doubles, for any number of them.",
        )
    centred, normalised, white = (form.numpy() for form in forms)
    moved = points.numpy() - mean.numpy()[None]
    checks.close(
        "the centred points",
        centred,
        moved,
        thought="Minus the mean that is given, not that of these points.",
        rtol=1e-9,
        atol=1e-12,
    )
    checks.close(
        "the normalised points",
        normalised,
        moved / np.sqrt(np.diag(covariance.numpy())),
        thought="Centred, over the roots of the variances that are given.",
        rtol=1e-9,
        atol=1e-12,
    )
    # Dot products of white points do not depend on the rotation (Lemma 4).
    sigma = np.sqrt(np.diag(covariance.numpy()))
    correlation, scaled = covariance.numpy() / np.outer(sigma, sigma), moved / sigma
    expected = scaled @ np.linalg.solve(correlation, scaled.T)
    checks.close(
        "the dot products of the white points",
        white @ white.T,
        expected,
        thought="W (x - m), with one W for all points. X @ W.T for points in rows.",
        rtol=1e-6,
        atol=1e-6 * float(np.abs(expected).max(initial=0.0)),
    )
    return [centred, normalised, white]


# %% exercise="prepared" task=4
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Centre, normalise and whiten points, by the mean and covariance of a record.

    Args:
        points: One point in each row, shape ``[n, d]``, float64, on the CPU; ``n`` may
            be 0.
        mean: Mean of the record, shape ``[d]``, float64.
        covariance: Covariance matrix of the record, shape ``[d, d]``, float64.

    Returns:
        The centred, the normalised and the white points, each of shape ``[n, d]``,
        float64.

    Raises:
        ValueError: The covariance is one that ``whitening_matrix`` refuses.
    """
    # BEGIN SOLUTION
    matrix = whitening_matrix(covariance)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T
    # END SOLUTION


# %% test="prepared" points=1
def test_prepared() -> None:
    def doubles(numbers: list[float] | list[list[float]]) -> torch.Tensor:
        return torch.tensor(numbers, dtype=torch.float64)

    mean, covariance = doubles([1.0, 1.0]), doubles([[4.0, 0.0], [0.0, 0.25]])
    one = doubles([[3.0, 0.0]])
    white = check_prepared(one, mean, covariance)[2]
    checks.close(
        "the length of the white point",
        math.hypot(*white[0].tolist()),
        math.sqrt(5),
        thought="Turning does not change a length: that of (1, -2).",
    )
    covariance = doubles([[2.0, 1.2], [1.2, 1.0]])
    few = doubles([[3.0, 0.0], [1.0, 1.0], [-2.0, 4.0], [0.0, 0.0]])
    together = check_prepared(few, mean, covariance)[2]
    check_prepared(few[:0], mean, covariance)
    checks.close(
        "the first of the points, white, when it comes alone",
        check_prepared(few[:1], mean, covariance)[2],
        together[:1],
        thought="The same W for all points, at all calls.",
    )
    checks.raises(
        ValueError,
        lambda: prepared(few, mean, torch.ones(2, 2, dtype=torch.float64)),
        thought="What does whitening_matrix say of a correlation of 1?",
    )


# %% hidden="prepared" points=2
def hidden_prepared() -> None:
    rng = np.random.default_rng(96)
    for d in (1, 2, 3, 4, 9):
        factor = rng.normal(size=(d, 3 * d)) * rng.uniform(0.1, 9.0, size=(d, 1))
        covariance = torch.tensor(np.cov(factor).reshape(d, d))
        mean = torch.tensor(rng.normal(scale=4.0, size=d))
        for n in (0, 1, 2, 5, 300):
            check_prepared(torch.tensor(rng.normal(size=(n, d))), mean, covariance)
        check_prepared(
            torch.tensor(rng.normal(size=(2, 3 * d)))[:, ::3], mean, covariance
        )
        correlation = torch.tensor(np.corrcoef(factor).reshape(d, d))
        sizes = torch.logspace(-6, 6, d, dtype=torch.float64).roll(d // 2)
        for _ in range(3):  # features of very different size, in several orders
            sizes = sizes.roll(1)
            some = sizes * torch.tensor(rng.normal(size=(9, d)))
            check_prepared(some, sizes, correlation * torch.outer(sizes, sizes))
    mean = torch.tensor([0.5, -2.0], dtype=torch.float64)
    nothing = torch.zeros(2, dtype=torch.float64)
    points = mean + torch.tensor(rng.normal(size=(300, 2)))
    covariance = torch.tensor([[9.0, -2.9], [-2.9, 1.0]], dtype=torch.float64)
    together = check_prepared(points, mean, covariance)
    for first, n in (*((place, 1) for place in range(12)), (3, 2), (20, 40), (99, 201)):
        rows = slice(first, first + n)
        alone = check_prepared(points[rows], mean.clone(), covariance.clone())
        for one, all_of_them in zip(alone, together, strict=True):
            checks.close(
                "some of the points alone",
                one,
                all_of_them[rows],
                thought="Does what becomes of a point depend on the others?",
                rtol=1e-9,
                atol=1e-9,
            )
    shifted = check_prepared(points + 8, mean + 8, covariance.clone())
    for one, other in zip(shifted, together, strict=True):
        checks.close(
            "the points, all moved by as much as the mean",
            one,
            other,
            thought="Does W depend on anything but the covariance?",
            rtol=1e-9,
            atol=1e-9,
        )
    for _ in range(2):
        for spread in RELATED:
            check_prepared(points[:9] * spread[0, 0].sqrt(), nothing, spread)
    check_prepared(mean.repeat(3, 1), mean, covariance)
    check_prepared(1e6 * points[:5], mean, covariance)  # very far away
    points = points[:40]
    for middle, spread in (
        (nothing, torch.eye(2).double()),
        (mean.clone(), covariance.clone()),
        (nothing, torch.diag(mean.square())),
    ):
        checks.true(
            "the results are new tensors",
            checks.returns_new_tensors(prepared, points, middle, spread),
            thought="Are all three new tensors, also for mean 0 and variances of 1?",
        )
        check_prepared(points, middle, spread)
        points, middle = points * 2, middle + 1
        check_prepared(points, middle, spread)
        spread *= 4  # the caller changes it between two calls
        check_prepared(points, middle, spread)
    for scale in (1e-5, 1e5):
        check_prepared(scale * points, scale * mean, scale**2 * covariance)
    for gap in (1e-3, 1e-5, 1e-6):  # two features that are nearly equal
        second = points[:, 0] + math.sqrt(2 * gap) * points[:, 1]
        alike = torch.stack([points[:, 0], 7 * second], dim=1) + 5
        spread = torch.tensor(np.cov(alike.numpy(), rowvar=False))
        white = check_prepared(alike, alike.mean(dim=0), spread)[2]
        checks.close(
            "the covariance of the white points",
            np.cov(white, rowvar=False),
            np.eye(2),
            thought="Is it the identity to 1e-6, also for nearly equal features?",
            rtol=0.0,
            atol=1e-6,
        )
    for n in (0, 1, 3):
        for lost in (
            [[1.0, 1.0], [1.0, 1.0]],
            [[1.0, 0.0], [0.0, 0.0]],
            [[1.0, 2.0], [2.0, 1.0]],
            [[-1.0, 0.0], [0.0, 1.0]],
            [[1.0, 1.0 - 4.9e-9], [1.0 - 4.9e-9, 1.0]],
            [[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]],
        ):
            spread = torch.tensor(lost, dtype=torch.float64)
            some = torch.ones(n, len(lost), dtype=torch.float64)
            checks.raises(
                ValueError,
                lambda some=some, spread=spread: prepared(some, spread[0], spread),
                thought="Is it refused for any number of points?",
            )


# %% [markdown]
# ### Have we been here before?
#
# An agent that explores wants to know whether a state is **new** to it. Take two states that, after normalising, lie at $(1, -1)$ and at
# $(1, 1)$: each feature is one standard deviation off its mean, and both lie at the distance $\sqrt2$ from it. **Predict**: how far from the mean are
# they after whitening? Which of the two has the agent seen before? (It needs Exercises 1, 4 and 5.)


# %% tags=["demo"]
def familiar(seed: int) -> tuple[list[float], list[int]]:
    """Look at two states beside a record.

    Returns:
        The lengths of both states after whitening, and for each of them how many
        states of the record are within half a standard deviation of it, normalised.
    """
    rows = record(60, seed=seed)[:, [1, 3]].clone()
    mean, covariance = mean_and_covariance(rows)
    normalised = torch.tensor([[1.0, -1.0], [1.0, 1.0]], dtype=torch.float64)
    states = mean + normalised * covariance.diagonal().sqrt()
    _, found, white = prepared(states, mean, covariance)
    assert torch.allclose(found, normalised)
    _, seen, _ = prepared(rows, mean, covariance)
    near = (torch.cdist(normalised, seen) < 0.5).sum(dim=1)
    return white.norm(dim=1).tolist(), [int(n) for n in near]


def show_familiar() -> None:
    """Print how far two states are, and how often states like them were seen."""
    for seed in (9, 10, 11):
        lengths, counts = familiar(seed)
        for name, length, count in zip(
            ("(1, -1)", "(1, 1)"), lengths, counts, strict=True
        ):
            print(
                f"record {seed:2}: {name:7} white length {length:5.2f}, seen {count:3}"
            )
        assert lengths[1] > 2.5 * lengths[0] and counts[1] < 0.3 * counts[0]


with checks.demonstration():
    show_familiar()

# %% [markdown]
# The normalised distance calls both equally far. The white one does not: $(1, -1)$ lies along the cloud, and the record holds many states like
# it; $(1, 1)$ lies across, several times as far, and next to nothing like it was ever seen. The white distance
# $\lVert W (x - m) \rVert$ is known as the **Mahalanobis distance**.
#
# Last, all four features of CartPole. And then a mistake that happens in real projects: somebody adds the angle once more, in degrees.
# **Predict** what your function says to that. (The cell needs Exercises 1, 4 and 5.)


# %% tags=["demo"]
def show_four_features() -> None:
    """Whiten all features of the record, then again with one of them duplicated."""
    for seed in (9, 10, 11):
        rows = record(60, seed=seed)
        mean, covariance = mean_and_covariance(rows)
        white = prepared(rows, mean, covariance)[2]
        error = (mean_and_covariance(white)[1] - torch.eye(4)).abs().max().item()
        print(f"record {seed:2}: covariance of 4 white features off by {error:.0e}")
        assert error < 1e-6
        twice = torch.cat([rows, rows[:, 2:3].rad2deg()], dim=1)
        try:
            prepared(twice, *mean_and_covariance(twice))
        except ValueError as error_found:
            message = str(error_found)
        else:
            raise AssertionError("a duplicated feature was not refused")
    print("with the angle in degrees, too:", message)


with checks.demonstration():
    show_four_features()

# %% [markdown]
# ## Summary and outlook
#
# - Mean and covariance matrix tell where a cloud lies and how it stretches. A transformation $A$ with a shift turns them into $A m + t$ and
#   $A C A^\top$ (Lemma 1). Noise with $A A^\top = C$ made a twin of the record.
# - Velocity and angular velocity in the record had a correlation of -0.98. Normalised, they had the variances 1.98 and 0.02 along the two
#   diagonals. Centring takes away the mean, normalising the sizes, a turn the correlation, and one more scaling makes the cloud round.
# - That is one matrix, $W = \Lambda^{-1/2} V^\top D$, and any other one that whitens is $Q W$ with a rotation (or mirror) $Q$. Coordinates
#   differed between two ways to whiten; lengths and distances did not.
# - On four features the covariance was the identity up to 2e-13. For $x_1 = x_0 + \varepsilon z$ it was off by 3e-9 at
#   $\varepsilon = 10^{-3}$. Below, our rule refuses, as the smallest eigenvalue is at most $10^{-8}$. Without the rule the error grew to a
#   thousandth at $\varepsilon = 10^{-6}$, and to NaN at $10^{-8}$.
# - Mean and covariance come from a record, once, and prepare whatever comes later. Two states had the same normalised length.
#   After whitening, one had the length 1.0, and 165 states of the record lay near it. The other had the length 9.0, and none lay near.
#
# **Next**: Part 2.1 lets an optimiser walk down a valley. How fast it comes down depends on the quotient of the largest and the smallest
# eigenvalue of a matrix. For the correlation matrix of the record that quotient was 80; for white data it is 1.
#
# **Further reading**: Kessy, Lewin and Strimmer compare five ways to whiten, and say which of them keeps the white features most like the ones that
# were measured. Strang's section 6.4 proves the spectral theorem.
