# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 2.5: Polynomial regression"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# The robot of Part 2.4 learned the values of its corridor from noisy returns. Where the true values lay on a line, a linear model found them. With a discount
# they lay on a curve, and no amount of data helped: the fault was in the feature. So give the model better features. The square of the
# place, say, and its cube, and why not all powers up to the twentieth?
#
# Because at some point the fit gets **worse** again, although it looks better and better on the data that it has seen. How can that be, and how do
# you find the point where it turns? The answer is a small calculation, and you will need it again and again: the expected error
# of a model has three parts, and what lowers one of them raises another. Polynomials are the place to see it, since everything about them can be computed
# exactly. You will meet the same trade when an agent estimates values, with features, with networks, and with targets of every kind.
#
# **After this part you can**
#
# - turn a number into polynomial features, and fit them without losing digits to rounding;
# - prove why the training error falls with every further feature, and say what that is worth;
# - judge models on held-out data, and choose a degree without fooling yourself;
# - derive the decomposition of the expected error into noise, squared bias and variance, and measure each part;
# - choose features for a value function, and say where they must not be trusted.
#
# **Builds on** Part 1.6 (product of matrices), Part 2.3 (the mean squared error) and Part 2.4 (the normal equations, held-out data, and the corridor).
#
# **Time** about 35 minutes to read, 52 to work.
#
# **Sources** Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2nd edition, 2009), sections 7.2 to 7.4; Bishop, *Pattern Recognition and Machine
# Learning* (2006), sections 1.1 and 3.2; Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 9.5.1 and 9.5.2.

# %%
import math
import re
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks
from rlcourse.figures import controls, plots
from torch import Tensor

plots.use_style()

# %% [markdown]
# ## The mathematics
#
# We have $n$ examples, each with **one** input $x_i$ and a target $y_i = f(x_i) + \varepsilon_i$. The function $f$ is the truth. The $\varepsilon_i$ are **noise**:
# independent of each other and of the inputs, with the mean 0 and the variance $\sigma^2$. A polynomial of degree $d$ predicts
#
# $$\hat f(x) = w_0 + w_1 x + w_2 x^2 + \dots + w_d x^d = \phi(x) \cdot w, \qquad \phi(x) = (1, x, x^2, \dots, x^d) .$$
#
# As a function of $x$ it is a curve. As a function of the **weights** it is still linear: a linear model with the $d + 1$ **features** $\phi(x)$. Let row
# $i$ of the matrix $X$ be $\phi(x_i)$. Then all of Part 2.4 applies, and the weights with the smallest cost $\frac1n \lVert Xw - y \rVert^2$ solve the normal equations. (Here the column of
# ones stands in front, and $w_0$ is the bias.)
#
# **Lemma 1 (the training error never rises).** The smallest cost for the degree $d + 1$ is at most the smallest cost for the degree $d$. If the $n$ inputs are
# all different, then it is 0 from the degree $n - 1$ on; and for $d \le n - 1$ there is exactly one best polynomial.
#
# *Proof.* A polynomial of degree $d$ is one of degree $d + 1$ whose last weight is 0, so the larger search contains the smaller one. Next, the polynomial
# $\ell_i(x) = \prod_{j \ne i} (x - x_j) / (x_i - x_j)$ has the degree $n - 1$; it is 1 at $x_i$ and 0 at all other inputs. Hence
# $y_1 \ell_1(x) + \dots + y_n \ell_n(x)$ meets every target. Last, suppose that $d \le n - 1$ and that some combination of the columns of $X$ is zero, $Xc = 0$. Then
# the polynomial with the weights $c$ is zero at $n > d$ places. But each zero $r$ of a polynomial splits off a factor $(x - r)$, so one of degree at most $d$ that has more than $d$ zeros is zero everywhere: $c = 0$. So no
# column is a combination of the others, and by Lemma 1 of Part 2.4 the best weights are unique. $\blacksquare$
#
# So the training error of the highest degree is the lowest, and with enough powers it is 0, **whatever the targets are**: even if they are nothing but noise. A number that is certain to fall cannot tell
# you whether the model has become better.
#
# **Lemma 2 (scaling changes no prediction).** Let $z = (x - m) / h$ with any $m$, and $h \ne 0$. The best polynomial of degree $d$ in $z$ and the best one in $x$ make the same predictions.
#
# *Proof.* Multiply out the powers of $(x - m)/h$: a polynomial of degree $d$ in $z$ is one of degree $d$ in $x$. The other way round, put $x = m + hz$. So both searches go through the same functions. $\blacksquare$
#
# In exact arithmetic, that is. On a computer it makes all the difference, as you will see.
#
# **What to expect on new data.** The fit $\hat f_D$ depends on the data set $D$ that it was fitted to, which was drawn at random. Now take a new example at a given $x$, with the target
# $Y = f(x) + \varepsilon$. How large is its squared error, on average over **all data sets** that might have been drawn, and over the new noise, which has nothing to do with them? Write
# $g(x) = \mathbb E_D[\hat f_D(x)]$ for the mean prediction.
#
# **Lemma 3 (noise, bias, variance).**
#
# $$\mathbb E\bigl[(Y - \hat f_D(x))^2\bigr] = \underbrace{\sigma^2}_{\text{noise}} + \underbrace{(f(x) - g(x))^2}_{\text{squared bias}} + \underbrace{\mathbb E_D\bigl[(\hat f_D(x) - g(x))^2\bigr]}_{\text{variance}} .$$
#
# *Proof.* Write $Y - \hat f_D(x) = \varepsilon + (f(x) - g(x)) + (g(x) - \hat f_D(x))$ and square. The squares of the three brackets have the means on the right. Three mixed terms are left.
# The middle bracket is a fixed number, and the other two have the mean 0, so its products with them have the mean 0. The new noise $\varepsilon$ is independent of the data set, so the mean of
# $\varepsilon\,(g(x) - \hat f_D(x))$ is the product of the two means, $0 \cdot 0$. $\blacksquare$
#
# The noise belongs to the world, and no model can get rid of it. The **bias** says how far off the method is *on average*: a line cannot bend. The **variance** says how much the fit would change with other data. A richer model can bend
# towards the truth, which lowers the bias, and just as well towards the noise, which raises the variance.
#
# For least squares, both can be computed. Keep the inputs fixed (all different, and more than $d$), and let each data set draw only its noise anew.
#
# **Lemma 4 (exact bias and variance).** Let $s(x) = X (X^\top X)^{-1} \phi(x)$, a vector with one number for each training example. Then $\hat f_D(x) = s(x) \cdot y$, and
#
# 1. $g(x) = s(x) \cdot (f(x_1), \dots, f(x_n))$; if $f$ is a polynomial of degree at most $d$, there is no bias;
# 2. the variance at $x$ is $\sigma^2 \lVert s(x) \rVert^2$;
# 3. averaged over the training inputs, the variance is $\sigma^2 \frac{d + 1}{n}$;
# 4. without bias, the expected training error is $\sigma^2 \bigl(1 - \frac{d + 1}{n}\bigr)$.
#
# *Proof.* $\hat f_D(x) = \phi(x) \cdot (X^\top X)^{-1} X^\top y = s(x) \cdot y$. The mean of $y$ is the vector of the $f(x_i)$, which gives $g$. If $f$ is such a polynomial, that vector is $Xc$ for its
# weights $c$, so $g(x) = \phi(x) \cdot (X^\top X)^{-1} X^\top X c = \phi(x) \cdot c = f(x)$. What is left, $\hat f_D(x) - g(x) = \sum_i s_i(x)\, \varepsilon_i$, is a sum of independent terms, whose variances add up to $\sigma^2 \sum_i s_i(x)^2$.
# At the training inputs, the $s(x_i)$ are the rows of $P = X (X^\top X)^{-1} X^\top$, which is symmetric and fulfils $PP = P$. So the sum of all $\lVert s(x_i) \rVert^2$ is the sum of the diagonal of $P P^\top = P$, its
# **trace**. Since $\operatorname{tr}(AB) = \operatorname{tr}(BA)$, this is the trace of $(X^\top X)^{-1} X^\top X = I$, which has $d + 1$ ones. That is point 3. Without bias, the residuals are $(I - P)\,\varepsilon$; again $(I - P)(I - P)^\top = I - P$, and the expected sum of
# their squares is $\sigma^2 \operatorname{tr}(I - P) = \sigma^2 (n - d - 1)$. $\blacksquare$
#
# So each weight takes the same share, $\frac1n$, of the noise into the fit, and hides it from the training error. (In Part 2.4, ten features and a bias explained $\frac{10}{14}$ of pure noise around its mean. This is why.) *Between* and beyond the training inputs, nothing of the kind is promised.
#
# In pseudocode:
#
# ```text
# Fit a polynomial, and predict
# input: training inputs x and targets y (n of each), degree d, new inputs
# 1  m ← (largest x + smallest x) / 2,   h ← (largest x - smallest x) / 2      from the training inputs only
# 2  X ← the powers 0, 1, ..., d of (x - m) / h, a row for each example
# 3  w ← the weights with the smallest |X w - y|²
# 4  for each new input u: predict φ((u - m) / h) · w                          the same m and h
# ```
#
# ## From mathematics to code
#
# All that your functions get and return is `float64`, on the CPU.
#
# | symbol | meaning | in code | shape |
# |---|---|---|---|
# | $x$, $y$ | inputs and targets | `inputs`, `targets` | `[n]` |
# | $f(x)$ | the truth at the inputs | `values` | `[n]` |
# | $\sigma$ | standard deviation of the noise | `noise` | a number |
# | $d$ | degree | `degree` | a number |
# | $X$ | features, a row $\phi(x_i)$ for each example | `polynomial_features(inputs, degree)` | `[n, d + 1]` |
# | $m$, $h$ | middle and half of the range of the training inputs | `middle`, `half` | `[]` |
# | $\hat f_D(x)$ | predictions, a row for each data set | `predictions` | `[n_sets, n_points]` |
# | $s(x)$ | how much each target counts at $x$ | `shares` | `[n_points, n]` |
#
# Three rules hold in all exercises. Arguments stay as they are. Each call goes by its own arguments, and keeps nothing for the next one. And where a result is a **new** tensor, each entry has a place of its own:
# writing into it changes no other entry, no other result, no earlier one, and no argument. (So it is neither a view of an argument nor made by `expand`.)

# %% [markdown]
# ## Exercise 1: noisy data from a known curve
#
# *Easy, about 6 minutes.* To judge a fit we need the truth. Draw $n$ examples of a polynomial:
#
# - each input is drawn evenly (uniformly) between `low` and `high`, independently of all others;
# - the true value of an input is $c_0 + c_1 x + c_2 x^2 + \dots$, where $c_k$ is entry $k$ of `coefficients`;
# - each target is the true value plus noise from a normal distribution with the mean 0 and the standard deviation `noise`, independent of the inputs and of all other noise.
#
# Return the inputs (in the order in which they were drawn), the true values and the targets: three new tensors. All random
# numbers are drawn in double precision from the generator that is passed in, so two calls in a row give different data. How you draw them, and whether inputs or noise come first, is up to you. With the coefficients $(1, 0, 2)$,
# an input of 3 has the true value $1 + 0 + 2 \cdot 9 = 19$, and without noise the target is 19, too.
#
# <details><summary>Hint</summary>
#
# `torch.rand(n, generator=generator, dtype=torch.float64)` draws evenly between 0 and 1: stretch it, then move it. For the values, a loop over `enumerate(coefficients)` is fine.
#
# </details>


# %%
def check_triple(found: object, n: int) -> list[np.ndarray]:
    """Check the kinds of inputs, values and targets; return arrays. (For the tests.)"""
    thought = "Three tensors in double precision, with a number for each example."
    three = checks.instance("the result", found, tuple, thought=thought)
    checks.equal("the number of results", len(three), 3, thought=thought)
    for what, one in zip(("inputs", "values", "targets"), three, strict=True):
        checks.tensor(what, one, shape=(n,), dtype=torch.float64, thought=thought)
    return [checks.to_array(one) for one in three]


# %% exercise="polynomial_data" task=1
def polynomial_data(
    coefficients: Tensor,
    n: int,
    low: float,
    high: float,
    noise: float,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw examples of a polynomial with noise.

    Args:
        coefficients: Entry k belongs to power k; shape ``[n_coefficients]``, float64,
            at least one entry.
        n: Number of examples, at least 1.
        low: Smallest possible input.
        high: Largest possible input, above ``low``.
        noise: Standard deviation of the noise in the targets, at least 0.
        generator: Draws all random numbers, on the CPU.

    Returns:
        Inputs, true values, and targets, shape ``[n]`` each, float64: new tensors.
    """
    # BEGIN SOLUTION
    inputs = torch.rand(n, generator=generator, dtype=torch.float64)
    inputs = low + (high - low) * inputs
    values = torch.zeros_like(inputs)
    for power, coefficient in enumerate(coefficients):
        values += coefficient * inputs**power
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, values + noise * luck
    # END SOLUTION


# %% test="polynomial_data" points=1
def test_polynomial_data() -> None:
    generator = torch.Generator().manual_seed(1)
    for numbers, thought in (
        ([1.0, 0.0, 2.0], "1 + 2 x^2: entry k belongs to power k."),
        ([3.0], "A single coefficient: 3 everywhere."),
        ([0.0, -2.0, 0.0, 1.0], "-2 x + x^3."),
    ):
        c = torch.tensor(numbers, dtype=torch.float64)
        with checks.unchanged(coefficients=c):
            found = checks.attempt(polynomial_data, c, 5, -1.0, 3.0, 0.0, generator)
        x, values, targets = check_triple(found, 5)
        expected = [sum(w * u**k for k, w in enumerate(numbers)) for u in x.tolist()]
        what = f"for the coefficients {numbers}"
        checks.close(f"the true values {what}", values, expected, thought=thought)
        checks.close(
            f"the targets {what}, without noise",
            targets,
            expected,
            thought="Where there is no noise, a target is the true value.",
        )
    found = checks.attempt(polynomial_data, c, 4000, -1.0, 3.0, 0.5, generator)
    x, values, targets = check_triple(found, 4000)
    checks.close(
        "the smallest, the mean and the largest of 4000 inputs from -1 to 3",
        [x.min(), x.mean(), x.max()],
        [-1.0, 1.0, 3.0],
        thought="Evenly between low and high.",
        atol=0.15,
    )
    checks.close(
        "the standard deviation of the noise",
        (targets - values).std(),
        0.5,
        thought="Is `noise` the standard deviation, and the true value without noise?",
        rtol=0.1,
    )


# %% hidden="polynomial_data" points=1
def hidden_polynomial_data() -> None:
    rng = np.random.default_rng(251)
    for n, k, low, high, noise in (
        (1, 1, -1.0, 1.0, 0.0),
        (1, 4, 2.0, 2.5, 3.0),
        (6, 2, -50.0, -20.0, 0.0),
        (7, 9, -1.5, 0.5, 0.0),
        (5, 6, 0.0, 30.0, 0.0),
        (20_000, 1, -3.0, 1.0, 2.0),
        (20_000, 4, 10.0, 10.5, 0.1),
        (20_000, 3, -1.0, 1.0, 20.0),
        (20_000, 2, -1e3, 1e3, 1e-2),
    ):
        c = rng.normal(size=2 * k)[::2]
        coefficients = torch.from_numpy(c)
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        with checks.unchanged(coefficients=coefficients):
            found = checks.attempt(
                polynomial_data, coefficients, n, low, high, noise, generator
            )
        x, values, targets = check_triple(found, n)
        checks.true(
            "inputs between low and high",
            bool((x >= low).all() and (x <= high).all()),
            thought="Does every input lie between low and high?",
        )
        horner = np.zeros(n)
        for number in c[::-1]:
            horner = horner * x + number
        size = float(np.max(np.abs(x)[:, None] ** np.arange(k) @ np.abs(c)))
        checks.close(
            "the true values",
            values,
            horner,
            thought="Is each coefficient at its power, the first and the last one too?",
            rtol=1e-9,
            atol=1e-10 * size,
        )
        luck = targets - values
        if noise == 0:
            checks.close(
                "no noise",
                luck,
                np.zeros(n),
                thought="Without noise, is the target the true value?",
                atol=1e-10 * size,
            )
        if n < 1000:
            continue
        both = np.stack([(x - low) / (high - low), luck / noise])  # [2, n]
        checks.close(
            "how the inputs spread",
            [(both[0] < share).mean() for share in (0.05, 0.25, 0.5, 0.75, 0.95)],
            [0.05, 0.25, 0.5, 0.75, 0.95],
            thought="Is every place between low and high equally likely?",
            atol=0.02,
        )
        checks.close(
            "how the noise spreads",
            [both[1].mean(), both[1].std()]
            + [(np.abs(both[1]) < k).mean() for k in (0.5, 1.0, 2.0)],
            [0.0, 1.0, 0.3829, 0.6827, 0.9545],
            thought="Is the noise normal, with the standard deviation asked for?",
            atol=0.03,
        )
        checks.true(
            "noise beyond 3.3 standard deviations",
            np.abs(both[1]).max() > 3.3,
            thought="Is the noise normal, far from 0 too?",
        )
        unit = (both - both.mean(axis=1)[:, None]) / both.std(axis=1)[:, None]
        checks.close(
            "what inputs and noise, and neighbours, have in common",
            [
                np.mean(unit[0] * unit[1]),
                np.mean(np.abs(unit[1]) * unit[0]),
                *np.mean(unit[:, 1:] * unit[:, :-1], axis=1),
                *np.mean(unit[::-1, 1:] * unit[:, :-1], axis=1),
                *np.mean(unit[:, : n // 2] * unit[:, n // 2 :], axis=1),
                *np.mean(unit[::-1, : n // 2] * unit[:, n // 2 :], axis=1),
            ],
            np.zeros(10),
            thought="Is every input and every noise drawn on its own?",
            atol=0.05,
        )
        checks.true(
            "numbers without repetition",
            min(len(np.unique(one.round(9))) for one in both) > 0.95 * n,
            thought="Does each example draw an input and a noise of its own?",
        )
    checks.makes_no_generator(
        polynomial_data,
        thought="Does all randomness come from the generator that is passed in?",
    )
    zero, generator = torch.zeros(1, dtype=torch.float64), torch.Generator()
    pair = [
        check_triple(
            checks.attempt(polynomial_data, zero, 6, 0.0, 1.0, 1.0, generator), 6
        )
        for _ in range(2)
    ]
    for first, second in list(zip(*pair, strict=True))[::2]:  # inputs and targets
        checks.true(
            "fresh numbers in the second call",
            not np.isin(first, second).any(),
            thought="Two calls in a row, one generator: are the data different?",
        )
        checks.true(
            "numbers in double precision",
            not np.array_equal(first, first.astype(np.float32)),
            thought="Are inputs and noise drawn in float64, or rounded to float32?",
        )
    one = torch.ones(1, dtype=torch.float64)
    sources = [torch.Generator().manual_seed(k) for k in range(200)]
    calls = [(one, 50, 0.0, 1.0, 1.0, source) for source in sources]
    drawn = [check_triple(each, 50) for each in checks.each(polynomial_data, calls)]
    checks.close(
        "how the means of inputs and of noise differ from data set to data set",
        [
            np.std([x.mean() for x, _, _ in drawn]) * (12 * 50) ** 0.5,
            np.std([(y - v).mean() for _, v, y in drawn]) * 50**0.5,
        ],
        [1.0, 1.0],
        thought="Is every number drawn on its own, or do they depend on each other?",
        atol=0.3,
    )
    for n in (1, 4):
        checks.draws_only_from_its_generator(
            lambda source, n=n: checks.attempt(
                polynomial_data, one, n, 0.0, 1.0, 1.0, source
            ),
            kind="torch",
            thought="Does all randomness come from the generator that is passed in?",
        )
    found = checks.attempt(polynomial_data, one, 400_000, 0.0, 1.0, 1.0, generator)
    _, values, targets = check_triple(found, 400_000)
    checks.close(  # of a normal number 15, of twelve uniform ones less six 13.5
        "the sixth power of the noise",
        np.mean((targets - values) ** 6),
        15.0,
        thought="Is the noise normal, far from 0 too?",
        atol=0.8,
    )
    for c in ([1.0], [0.0], [0.0, 1.0], [0.0, 0.0, 1.0], [2.0, 1.0]):
        for noise in (0.0, 1.0):
            arguments = (torch.tensor(c).double(), 3, 0.0, 1.0, noise, generator)
            checks.true(
                "new tensors",
                checks.returns_new_tensors(polynomial_data, *arguments)
                and checks.entries_apart(polynomial_data, *arguments),
                thought="Does a result share its memory with another one?",
            )
    sources = [torch.Generator().manual_seed(k) for k in range(2)]
    found = checks.again(
        polynomial_data,
        *((c * one, 3, 0.0, 1.0, 0.0, s) for c, s in zip((1, 2), sources, strict=True)),
    )
    checks.close(
        "the values of a second call, with other coefficients",
        check_triple(found, 3)[1],
        [2.0, 2.0, 2.0],
        thought="Does each call go by its own arguments?",
    )


# %% [markdown]
# ## Exercise 2: the features
#
# *Easy, about 6 minutes.* Return the matrix of powers: entry $(i, k)$ is $x_i^k$, for $k = 0, 1, \dots, d$. The first column is all ones, for an input of 0 too. The result is a new tensor. (There are ready-made functions,
# named after Vandermonde, in PyTorch and in NumPy: `vander` and others that end so. Do not use them here, nor `numpy.polynomial` or scikit-learn: build the powers yourself.)
#
# For the inputs $(2, -1)$ and the degree 3 the result is
#
# $$\begin{pmatrix} 1 & 2 & 4 & 8 \\ 1 & -1 & 1 & -1 \end{pmatrix} .$$
#
# <details><summary>Hint</summary>
#
# Either stack the columns `inputs**k` with `torch.stack(..., dim=1)`, or let a column of inputs meet a row of exponents, by broadcasting (Part 1.5).
#
# </details>


# %%
def builds_powers(names: frozenset[str]) -> bool:
    """Whether names show no ready-made table of powers. (The tests call it.)"""
    return not any(name.endswith("vander") for name in names)


# %% exercise="polynomial_features" task=2 forbid="vander polyvander polynomial sklearn"
def polynomial_features(inputs: Tensor, degree: int) -> Tensor:
    """Return the powers of each input, from 0 to the degree.

    Args:
        inputs: Shape ``[n]``, float64; n may be 0.
        degree: The highest power, at least 0.

    Returns:
        Features, a row for each input, shape ``[n, degree + 1]``, float64: a new
        tensor.
    """
    # BEGIN SOLUTION
    return torch.stack([inputs**power for power in range(degree + 1)], dim=1)
    # END SOLUTION


# %% test="polynomial_features" points=1
def test_polynomial_features() -> None:
    checks.true(
        "your own powers",
        builds_powers(checks.names_in(polynomial_features)),
        thought="Build the columns yourself, without a ready-made `vander`.",
    )
    for numbers, degree, expected, thought in (
        (
            [2.0, -1.0],
            3,
            [[1, 2, 4, 8], [1, -1, 1, -1]],
            "The example of the statement.",
        ),
        ([5.0, 0.0, -2.0], 1, [[1, 5], [1, 0], [1, -2]], "A one, then the input."),
        ([0.0, 3.0], 2, [[1, 0, 0], [1, 3, 9]], "The power 0 of 0 is 1."),
        ([4.0, 7.0], 0, [[1], [1]], "Degree 0: ones alone, still a matrix."),
    ):
        inputs = torch.tensor(numbers, dtype=torch.float64)
        with checks.unchanged(inputs=inputs):
            found = checks.attempt(polynomial_features, inputs, degree)
        what = f"the features of {numbers} up to degree {degree}"
        found = checks.tensor(
            what,
            found,
            shape=(len(numbers), degree + 1),
            dtype=torch.float64,
            thought="A row for each input, a column for each power from 0 on.",
        )
        checks.close(what, found, expected, thought=thought)


# %% hidden="polynomial_features" points=1
def hidden_polynomial_features() -> None:
    checks.true(
        "your own powers",
        builds_powers(checks.names_in(polynomial_features)),
        thought="Do you build the columns yourself?",
    )
    rng = np.random.default_rng(252)
    for n, degree, scale in (
        (1, 0, 1.0),
        (0, 3, 1.0),
        (5, 4, 1.0),
        (3, 8, 1.0),
        (9, 2, 1e6),
        (4, 25, 1e-3),
        (7, 30, 30.0),
        (2000, 6, 1.0),
    ):
        x = scale * rng.normal(size=n)
        if n > 3:
            x[:4] = 0.0, 1.0, -1.0, 0.0
        inputs = torch.from_numpy(np.repeat(x, 2))[::2]
        with checks.unchanged(inputs=inputs):
            found = checks.attempt(polynomial_features, inputs, degree)
        found = checks.tensor(
            "the features",
            found,
            shape=(n, degree + 1),
            dtype=torch.float64,
            thought="Is there a row for each input, and a column for each power?",
        )
        expected = np.ones((n, degree + 1))
        for power in range(1, degree + 1):
            expected[:, power] = expected[:, power - 1] * x
        checks.close(
            "the features",
            found,
            expected,
            thought="Zero, negative, very large: is each power right, up to the last?",
            rtol=1e-9,
            atol=0.0,
        )
    for degree in (0, 1, 3):
        checks.true(
            "a new tensor",
            checks.returns_new_tensors(polynomial_features, inputs[:3], degree)
            and checks.entries_apart(polynomial_features, inputs[:3], degree),
            thought="Does an entry share its place with another one, or an input?",
        )
    twos = torch.full((4,), 2.0).double()
    checks.close(
        "the features in a second call",
        checks.again(polynomial_features, (twos + 1, 2), (twos, 2)),
        [[1.0, 2.0, 4.0]] * 4,
        thought="Does each call go by its own arguments?",
    )


# %% [markdown]
# ## Why scale?
#
# A robot's place in a corridor of 20 metres is a number from 0 to 20. By Lemma 2 we may use it as it is. **Predict:** what does the computer make of its ninth power?
#
# The **condition number** of $X$ says by how much, in the worst case, an error of rounding in the data is magnified in the weights. Numbers in double precision have 16 digits, so from $10^{16}$ on nothing is left. The cell
# compares three sets of features that span the same polynomials (Lemma 2): powers of the place, powers of the place scaled to $[-1, 1]$, and **Legendre polynomials** of the scaled place. These are polynomials of degree 0, 1, 2, … that are made so
# as to be at right angles to each other on $[-1, 1]$. (This cell needs Exercise 2.)


# %% tags=["demo", "nbval-check-output"]
def legendre_features(inputs: Tensor, degree: int) -> Tensor:
    """Return Legendre polynomials 0 to ``degree`` of inputs in [-1, 1], by columns."""
    columns = [torch.ones_like(inputs), inputs]
    for k in range(1, degree):
        following = (2 * k + 1) * inputs * columns[k] - k * columns[k - 1]
        columns.append(following / (k + 1))
    return torch.stack(columns[: degree + 1], dim=1)


def show_condition(n: int) -> None:
    """Print condition numbers of three sets of features, and steps of descent."""
    scaled = torch.linspace(-1, 1, n, dtype=torch.float64)
    targets = torch.cos(3 * scaled)
    print("condition number     degree 3   degree 6   degree 9  degree 12")
    for name, make, inputs in (
        ("powers of 0 to 20", polynomial_features, 10 * scaled + 10),
        ("powers of -1 to 1", polynomial_features, scaled),
        ("Legendre", legendre_features, scaled),
    ):
        sizes = [torch.linalg.cond(make(inputs, d)).item() for d in (3, 6, 9, 12)]
        print(f"{name:18}", *(f"{min(size, 1e16):10.0e}" for size in sizes))
        steps = [size**2 / 1.8 for size in sizes[:3]]
        print("  steps of descent", *(f"{count:10.0e}" for count in steps))
        if name == "Legendre":
            assert max(sizes) < 10
            continue
        assert 1e3 < sizes[2] < 2e3 if inputs is scaled else sizes[2] > 1e12
        assert all(sizes[k + 1] > 10 * sizes[k] for k in range(3))
    one, other = (make(scaled, 9) for make in (polynomial_features, legendre_features))
    fits = [x @ torch.linalg.lstsq(x, targets[:, None]).solution for x in (one, other)]
    assert torch.allclose(*fits, rtol=0, atol=1e-10)
    features = polynomial_features(scaled, 6)
    curvatures, directions = torch.linalg.eigh(features.T @ features)
    away = directions[:, 0]  # from the best weights, along the flattest direction
    for _ in range(int(curvatures[-1] / (1.8 * curvatures[0]))):
        away = away - 1.8 / curvatures[-1] * features.T @ (features @ away)
    assert abs(away.norm() - math.exp(-1)) < 1e-3
    eighth, tenth = polynomial_features(scaled, 10)[:, [8, 10]].T
    print(
        f"cosine between x^8 and x^10: {torch.cosine_similarity(eighth, tenth, 0):.3f}"
    )


with checks.demonstration():
    show_condition(40)

# %% [markdown]
# What to see: with powers, three more degrees multiply the condition number by more than ten, and with raw places no digit of the weights is safe at degree 12. (Numbers above $10^{16}$ are shown as $10^{16}$.) Scaling to $[-1, 1]$ is cheap and gains nine digits at degree 9. The rest of the trouble is that high powers
# resemble each other: the angle between $x^8$ and $x^{10}$ has a cosine of 0.995. Legendre polynomials have none of it, and their predictions are those of the powers, to ten digits.
#
# Each second line tells how many steps **gradient descent** would need. By Lemma 2 of Part 2.4, the flattest direction shrinks by $1 - 2\eta\lambda_{\min}$ in each step. With 0.9 of the largest rate it takes about
# $\lambda_{\max} / (1.8\, \lambda_{\min})$ steps to shrink by a factor of $e$, and that ratio is the *square* of the condition number: nearly a million steps at degree 9. (At degree 6 the cell makes the
# steps, and asserts the factor.) An agent that learns online takes just such steps, and Sutton and Barto (section 9.5.2) advise against polynomials for it. In this part we solve for the weights in one go, so scaled powers will do.

# %% [markdown]
# ## Exercise 3: fit and predict
#
# *Medium, about 12 minutes.* Fit the polynomial of the given degree with the smallest mean squared error on the training data, and return its predictions at `inputs`.
#
# - Scale before you take powers, as in the pseudocode or in another way (by mean and standard deviation, say), and learn the scaling **from the training inputs only**. (By Lemma 2, it changes no prediction in exact arithmetic. What it
#   saves is digits.) Other polynomials than powers will do as well, if you build them yourself. There may be just one new input, or one very far away, which must not change the predictions for the others.
# - There are more different training inputs than the degree says. So all of them can be equal only with degree 0. Then the prediction is the mean of the training targets, everywhere.
# - The tests go up to degree 8, with training inputs that are spread over their whole range. Their middle $m$ is up to a thousand times as far from 0 as half of their range, $h$. From $m - 1.1h$ to $m + 1.1h$, the predictions must be right to a
#   millionth of the largest $|y_i|$. Further out, at $m + hz$, the same polynomial goes on, and the error may be $|2z|^d$ times as large.
# - A ready-made solver for least squares, such as `torch.linalg.lstsq` or NumPy's, is allowed, and so is a `vander` of PyTorch or NumPy. What fits polynomials is not: no `polyfit`, nothing from `numpy.polynomial`, SciPy or scikit-learn.
#
# For training inputs $(10, 12, 14)$ with the targets $(1, 3, 1)$ the middle is 12, half of the range is 2, and the scaled inputs are $(-1, 0, 1)$. The parabola through the three points is $3 - 2z^2$. At $x = 13$, where
# $z = 0.5$, it predicts 2.5, and at $x = 16$, where $z = 2$, it predicts $-5$. The line (degree 1) predicts $\frac53$ everywhere.
#
# <details><summary>Hint</summary>
#
# `torch.linalg.lstsq(X, targets[:, None]).solution[:, 0]` are the weights. Write a small function that scales, and use it for both kinds of inputs. Where all training inputs are equal, divide by 1.
#
# </details>


# %% exercise="fit_and_predict" task=2 forbid="polyfit polynomial sklearn scipy"
def fit_and_predict(
    train_inputs: Tensor, train_targets: Tensor, degree: int, inputs: Tensor
) -> Tensor:
    """Fit a polynomial to training data by least squares, and predict.

    Args:
        train_inputs: Shape ``[n]``, float64, with more than ``degree`` different
            values.
        train_targets: Shape ``[n]``, float64.
        degree: At least 0.
        inputs: Where to predict, shape ``[m]``, float64, m at least 1.

    Returns:
        Predictions, shape ``[m]``, float64: a new tensor.
    """
    # BEGIN SOLUTION
    low, high = train_inputs.min(), train_inputs.max()
    middle, half = (low + high) / 2, (high - low) / 2
    half = half if half > 0 else 1.0
    features = polynomial_features((train_inputs - middle) / half, degree)
    weights = torch.linalg.lstsq(features, train_targets[:, None]).solution[:, 0]
    return polynomial_features((inputs - middle) / half, degree) @ weights
    # END SOLUTION


# %% test="fit_and_predict" points=1
def test_fit_and_predict() -> None:
    three = ([10.0, 12.0, 14.0], [1.0, 3.0, 1.0])
    five = ([1000.0, 1001.0, 1002.0, 1003.0, 1004.0], [0.0, 0.0, 6.0, 24.0, 60.0])
    rise = (five[0], [0.0, 0.0, 0.0, 0.0, 24.0])
    for (x, y), degree, places, expected, thought in (
        (three, 2, [13.0, 16.0], [2.5, -5.0], "The example of the statement."),
        (three, 2, [16.0], [-5.0], "One input: whose middle and range do you use?"),
        (three, 1, [13.0, 16.0], [5 / 3, 5 / 3], "The best line is level."),
        (three, 0, [0.0, 99.0], [5 / 3, 5 / 3], "Degree 0: the mean of the targets."),
        (([7.0, 7.0], [1.0, 4.0]), 0, [7.0, 8.0], [2.5, 2.5], "No range at all."),
        (five, 3, [1005.0, 999.5], [120.0, 0.375], "Far from 0: scaled at first?"),
        (rise, 4, [1005.0, 999.5], [120.0, 6.5625], "Far from 0: scaled at first?"),
    ):
        data = [torch.tensor(one, dtype=torch.float64) for one in (x, y, places)]
        with checks.unchanged(inputs=data[0], targets=data[1], places=data[2]):
            found = checks.attempt(fit_and_predict, data[0], data[1], degree, data[2])
        what = f"predictions at {places}, degree {degree}, training inputs {x}"
        found = checks.tensor(
            what,
            found,
            shape=(len(places),),
            dtype=torch.float64,
            thought="A tensor with one number for each new input.",
        )
        checks.close(what, found, expected, thought=thought, rtol=1e-6, atol=1e-6)


# %% hidden="fit_and_predict" points=2
def hidden_fit_and_predict() -> None:
    rng = np.random.default_rng(253)
    for n, degree, middle, half, size, n_new in (
        (1, 0, 3.0, 0.0, 1.0, 4),
        (6, 0, -2.0, 0.0, 1.0, 1),
        (9, 0, 5.0, 2.0, 1.0, 3),
        (2, 1, 0.0, 1.0, 1.0, 5),
        (40, 1, -1e3, 1.0, 1.0, 7),
        (5, 4, 0.0, 1.0, 1.0, 6),
        (9, 8, 3.0, 2.0, 1.0, 6),
        (30, 3, 10.0, 10.0, 1.0, 1),
        (30, 5, 1e3, 1.0, 1e6, 8),
        (25, 5, -5e5, 500.0, 1.0, 30),
        (60, 8, 0.5, 1e-3, 1.0, 60),
        (60, 8, 2.0, 1e6, 1e-6, 9),
        (200, 7, -0.1, 1e-4, 1.0, 1),
        (1000, 4, 1.0, 3.0, 1.0, 2),
        (50, 3, 2e-8, 1e-10, 1.0, 5),
    ):
        even = np.cos(np.pi * (np.arange(n) + 0.5) / n)  # crowded at both ends
        z = even / even[0] if n < 10 else rng.uniform(-1, 1, size=n)
        z[-1] = -1.0 if n > 1 else z[-1]
        z[-2:-1] = 1.0 if n > 9 else z[-2:-1]
        if n > 30:
            z[: n // 3] = z[n // 3 : 2 * (n // 3)]  # inputs that come twice
        if n > 30:  # the first and the last one are equal
            others = rng.permutation(np.delete(z, [0, n // 3]))
            z = np.concatenate([z[:1], others, z[:1]])
        else:
            z = rng.permutation(z)
        x = middle + half * z
        y = size * (np.sin(3 * z) + 2.0 + 0.3 * rng.normal(size=n))
        new_z = rng.uniform(-1.1, 1.1, size=n_new)
        new = middle + (half or 1.0) * new_z
        data = [torch.from_numpy(one.copy()) for one in (x, y, new)]
        with checks.unchanged(inputs=data[0], targets=data[1], places=data[2]):
            found = checks.attempt(fit_and_predict, data[0], data[1], degree, data[2])
        found = checks.tensor(
            "the predictions",
            found,
            shape=(n_new,),
            dtype=torch.float64,
            thought="Is it a tensor of float64, with one number for each new input?",
        )
        # Written another way: Legendre polynomials in place of powers.
        low, width = x.min(), np.ptp(x) or 1.0
        old, new = (2 * (one - low) / width - 1 for one in (x, new))
        basis = np.polynomial.legendre.legvander(old, degree)
        weights = np.linalg.lstsq(basis, y, rcond=None)[0]
        expected = np.polynomial.legendre.legvander(new, degree) @ weights
        inside, largest = expected, float(np.abs(y).max())
        checks.close(
            "the predictions",
            found,
            expected,
            thought="Few or many examples, near or far: is it the least-squares fit, "
            "scaled by the training inputs alone?",
            rtol=1e-6,
            atol=1e-6 * largest,
        )
        far = [-3.0, 20.0, -1e7]
        beyond = middle + (half or 1.0) * np.array(far)
        together = torch.cat([torch.from_numpy(beyond), data[2]])
        found = checks.attempt(fit_and_predict, data[0], data[1], degree, together)
        found = checks.tensor(
            "the predictions",
            found,
            shape=(n_new + 3,),
            dtype=torch.float64,
            thought="Is there one number for each new input?",
        )
        checks.close(
            "the predictions beside new inputs that are far away",
            found[3:],
            expected,
            thought="Does a prediction depend on the other new inputs?",
            rtol=1e-6,
            atol=1e-6 * largest,
        )
        # An error of e inside grows at most so, by Chebyshev: to e (2 |z|)^degree.
        growth = np.abs(2 * np.array(far)) ** degree
        beyond = 2 * (beyond - low) / width - 1
        expected = np.polynomial.legendre.legvander(beyond, degree) @ weights
        checks.close(
            "the predictions far away",
            checks.to_array(found[:3]) / growth,
            expected / growth,
            thought="Far away, too: is it the value of the same polynomial?",
            rtol=1e-6,
            atol=1e-6 * largest,
        )
        checks.true(
            "a new tensor",
            checks.returns_new_tensors(fit_and_predict, *data[:2], degree, data[2])
            and checks.entries_apart(fit_and_predict, *data[:2], degree, data[2]),
            thought="Does an entry share its place with another one, or an argument?",
        )
        first = (*data[:2], degree, data[2])
        for factor, new in ((-2, data[2]), (3, data[2].flip(0))):
            then = (data[0], factor * data[1], degree, new)
            checks.close(
                "the predictions of a second call",
                checks.again(fit_and_predict, first, then),
                factor * (inside if new is data[2] else inside[::-1]),
                thought="Does each call fit the data that it is given?",
                rtol=1e-6,
                atol=1e-6 * largest * abs(factor),
            )


# %% [markdown]
# ## Underfitting and overfitting
#
# The curve is $f(x) = 1 - 2x + 4x^3$ for $x$ from $-1$ to 1, and the noise has a standard deviation of 0.3. We fit $n$ examples with a polynomial. The errors in the title are mean squared errors: on the $n$ training examples, and on 1,000 **held-out** examples that were drawn in the
# same way, at places of their own. (This cell needs Exercises 1 to 3.)
#
# **Try:** begin at degree 0 and go up. Where is the held-out error smallest? Then, at degree 10, give the model more examples. **Predict** first what they do to each of the two errors.


# %%
CUBIC = torch.tensor([1.0, -2.0, 0.0, 4.0], dtype=torch.float64)
"""The coefficients of f(x) = 1 - 2 x + 4 x^3."""
NOISE = 0.3
"""The standard deviation of the noise."""
GRID = torch.linspace(-1, 1, 201, dtype=torch.float64)
"""Where curves are drawn."""


def true_values(inputs: Tensor) -> Tensor:
    """Return f at the inputs, without any noise, from the function itself."""
    return 1 - 2 * inputs + 4 * inputs**3


def mean_squared_error(predictions: Tensor, targets: Tensor) -> float:
    """Return the mean squared error as a plain number."""
    return (predictions - targets).square().mean().item()


# %% tags=["demo"] alt="Twenty noisy examples, the true curve, which rises, falls and rises again, and a fitted polynomial of degree 10. The fit passes near the examples, but shoots up to 3.5 between the two at the left, and plunges out of the figure at both ends. The title says a training error of 0.036 and a held-out error of 16.930."
def fit_figure(degree: int, n: int) -> Figure:
    """Draw n examples, the true curve, and the fit of a degree."""
    generator = torch.Generator().manual_seed(4)
    held_out = polynomial_data(CUBIC, 1000, -1.0, 1.0, NOISE, generator)
    x, _, y = polynomial_data(CUBIC, n, -1.0, 1.0, NOISE, generator)
    train = mean_squared_error(fit_and_predict(x, y, degree, x), y)
    new = fit_and_predict(x, y, degree, held_out[0])
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.plot(x, y, "o", color="black", label=f"{n} training examples")
    axes.plot(GRID, true_values(GRID), label="true curve", **plots.look_of("#0072B2"))
    fitted = fit_and_predict(x, y, degree, GRID)
    axes.plot(GRID, fitted, label=f"fit of degree {degree}", **plots.look_of("#D55E00"))
    axes.set(xlabel="input $x$", ylabel="target $y$", ylim=(-3, 5))
    error = mean_squared_error(new, held_out[2])
    axes.set_title(f"training error {train:.3f}, held-out error {error:.3f}")
    axes.legend(loc="upper left")
    return figure


def held_out_error(degree: int, n: int) -> float:
    """Return the held-out error of the slider's figure."""
    generator = torch.Generator().manual_seed(4)
    new_x, _, new_y = polynomial_data(CUBIC, 1000, -1.0, 1.0, NOISE, generator)
    x, _, y = polynomial_data(CUBIC, n, -1.0, 1.0, NOISE, generator)
    return mean_squared_error(fit_and_predict(x, y, degree, new_x), new_y)


with checks.demonstration():
    slider_errors = [held_out_error(degree, 20) for degree in range(15)]
    stiff, right, loose = (slider_errors[degree] for degree in (2, 3, 14))
    assert right < 1.3 * min(slider_errors) and right < min(stiff, loose) / 1.5
    assert held_out_error(10, 200) < 1.5 * held_out_error(3, 200)
    controls.interactive_figure(
        fit_figure,
        degree=controls.slider(0, 14, 1, 10, "degree"),
        n=controls.slider(20, 200, 10, 20, "training examples"),
    )

# %% [markdown]
# What to see: up to degree 2 the curve is too stiff: it **underfits**, and both errors are large. At degree 3 the fit is right: it has the powers that it needs, and few others. From then on the training error still falls, but the fit is too loose. It starts to chase the noise: it **overfits**. With 200 examples,
# degree 10 is hardly worse than degree 3. So "too rich" is not a property of the model alone; it depends on the amount of data.
#
# ## Exercise 4: linear against polynomial
#
# *Medium, about 8 minutes.* Now numbers. For each degree, fit the training data, and return the mean squared error on all training data and on all held-out data: a tuple of two lists of plain Python floats, with an error
# for each entry of `degrees`, in its order. (There may be none, and one may come twice. Each is fitted, whatever the errors of the others are.) The held-out data play no part in any fit, nor in its scaling; their inputs and targets may be very large.
#
# The same tools are forbidden as in Exercise 3. With your own `fit_and_predict`, all in `float64`, the errors are exact enough: the tests go up to degree 6, and allow a relative error of a millionth.
#
# For training inputs $(0, 1, 2)$ with targets $(0, 1, 4)$, held-out inputs $(3, 4)$ with targets $(9, 14)$, and the degrees $(2, 0)$, the fits are $x^2$ and $\frac53$. The training errors are $0$ and
# $\frac{26}{9} = 2.889$, the held-out errors $\frac{0 + 4}{2} = 2$ and $102.94$.
#
# <details><summary>Hint</summary>
#
# `fit_and_predict` and `mean_squared_error` do all the work. What must change from the training error to the held-out one, and what must stay?
#
# </details>


# %%
def check_errors(
    found: object, expected: Sequence[Sequence[float]], size: float, thought: str
) -> None:
    """Check two lists of errors, of training and held-out data. (For the tests.)"""
    kind = "Two lists of plain numbers: training errors, held-out errors."
    pair = checks.instance("the result", found, tuple, thought=kind)
    checks.equal("the number of results", len(pair), 2, thought=kind)
    for what, one, right in zip(("training", "held-out"), pair, expected, strict=True):
        errors = checks.instance(f"the {what} errors", one, list, thought=kind)
        checks.equal(f"how many {what} errors", len(errors), len(right), thought=kind)
        for error in errors:
            checks.true(
                "a plain Python float",
                type(error) is float,
                thought="A number of type float: .item() or float(...) makes it plain.",
            )
        checks.close(
            f"the {what} errors",
            errors,
            right,
            thought=thought,
            rtol=1e-6,
            atol=1e-9 * size,
        )


# %% exercise="errors_by_degree" task=3 forbid="polyfit polynomial sklearn scipy"
def errors_by_degree(
    train_inputs: Tensor,
    train_targets: Tensor,
    held_out_inputs: Tensor,
    held_out_targets: Tensor,
    degrees: Sequence[int],
) -> tuple[list[float], list[float]]:
    """Return the mean squared errors of fits of several degrees.

    Args:
        train_inputs: Shape ``[n]``, float64, with more different values than any
            degree.
        train_targets: Shape ``[n]``, float64.
        held_out_inputs: Shape ``[m]``, float64, m at least 1.
        held_out_targets: Shape ``[m]``, float64.
        degrees: The degrees to fit, at least 0 each, in any order: a list or a tuple.

    Returns:
        The errors on the training data, and those on the held-out data, one for each
        degree.
    """
    # BEGIN SOLUTION
    train_errors: list[float] = []
    held_out_errors: list[float] = []
    for degree in degrees:
        for inputs, targets, errors in (
            (train_inputs, train_targets, train_errors),
            (held_out_inputs, held_out_targets, held_out_errors),
        ):
            found = fit_and_predict(train_inputs, train_targets, degree, inputs)
            errors.append(mean_squared_error(found, targets))
    return train_errors, held_out_errors
    # END SOLUTION


# %% test="errors_by_degree" points=1
def test_errors_by_degree() -> None:
    numbers = ([0.0, 1.0, 2.0], [0.0, 1.0, 4.0], [3.0, 4.0], [9.0, 14.0])
    x, y, held_x, held_y = (torch.tensor(one).double() for one in numbers)
    level = ((9 - 5 / 3) ** 2 + (14 - 5 / 3) ** 2) / 2
    for degrees, train, held_out, thought in (
        ([2, 0], [0.0, 26 / 9], [2.0, level], "The example of the statement."),
        ((1,), [2 / 9], [(100 / 9 + 361 / 9) / 2], "The line is 2 x - 1/3."),
        ([], [], [], "No degrees, no errors."),
    ):
        with checks.unchanged(x=x, y=y, held_x=held_x, held_y=held_y, degrees=degrees):
            found = checks.attempt(errors_by_degree, x, y, held_x, held_y, degrees)
        check_errors(found, [train, held_out], 1.0, thought)


# %% hidden="errors_by_degree" points=1
def hidden_errors_by_degree() -> None:
    rng = np.random.default_rng(254)
    cases: list[tuple[int, int, Sequence[int], float, float, float, float | str]] = [
        (12, 1, (0, 1, 2, 3), 0.0, 1.0, 0.0, 0.7),
        (30, 7, [5, 2, 2, 0], -4.0, 1.0, 0.0, 0.7),
        (20, 20, (1,), 0.0, 1e3, 0.0, 0.7),
        (25, 100, [3, 4, 1], 100.0, 1e-3, 0.0, 0.7),
        (9, 4, (), 0.0, 1.0, 0.0, 0.7),
        (9, 4, [], 0.0, 1.0, 0.0, 0.7),
        (6, 11, (5, 0), 0.0, 1.0, 0.0, 0.7),
        (701, 1303, [2, 1], 0.0, 1.0, 0.0, 0.7),
        (12, 9, (1, 2, 0), 0.0, 1.0, 1e4, 0.7),  # targets far from 0
        (15, 5, (3, 5, 1), 2.0, 1.0, 0.0, 1e7),  # a held-out input far away
        (15, 1, [4, 3], 0.0, 1.0, 0.0, -1e5),
        (15, 4, (1, 2, 3, 4, 5, 6), 0.0, 1.0, 0.0, 1e3),  # held-out errors that rise
        (15, 4, [6, 5, 4, 3, 2, 1, 0], 0.0, 1.0, 0.0, 0.7),  # training errors, too
        (15, 4, (2, 1, 0), 0.0, 1.0, 0.0, 1e13),
        (15, 4, (2, 1, 0), 0.0, 1.0, 0.0, "a huge target"),
        (10, 4, (4, 3), 0.0, 1.0, 0.0, "each input twice"),
        (10, 6, (2, 3), 0.0, 1.0, 0.0, "known inputs"),
        (10, 3, (2, 0), 0.0, 1.0, 0.0, "no error at all"),
    ]

    def expected_of(
        z: np.ndarray, y: np.ndarray, new: np.ndarray, new_y: np.ndarray
    ) -> list[list[float]]:
        expected: list[list[float]] = [[], []]
        for degree in degrees:
            basis = np.polynomial.chebyshev.chebvander(z, degree)
            weights = np.linalg.lstsq(basis, y, rcond=None)[0]
            for errors, u, right in zip(expected, (z, new), (y, new_y), strict=True):
                away = right - np.polynomial.chebyshev.chebval(u, weights)
                errors.append(float(np.var(away) + np.mean(away) ** 2))
        return expected

    for n, m, degrees, middle, size, offset, first in cases:
        z = np.cos(np.pi * (np.arange(n) + 0.5) / n)
        if first == "each input twice":
            z[1::2] = z[::2]
        new = rng.uniform(-0.5, 1.2, size=m)
        new[0] = 0.7 if isinstance(first, str) else first
        if first == "known inputs":
            new[1:4] = z[2:5]
        y, new_y = (
            offset + size * (np.exp(np.minimum(u, 1.0)) + rng.normal(size=len(u)))
            for u in (z, new)
        )
        if first == "a huge target":
            new_y[0] = 1e14
        if first == "no error at all":
            y, new_y = 0 * y, 0 * new_y
        x, t, held_x, held_t = (
            torch.from_numpy(u) for u in (middle + z, y, middle + new, new_y)
        )
        with checks.unchanged(x=x, t=t, held_x=held_x, held_t=held_t, degrees=degrees):
            found = checks.attempt(errors_by_degree, x, t, held_x, held_t, degrees)
        check_errors(
            found,
            expected_of(z, y, new, new_y),
            size**2,
            "A mean for each degree, in their order, each fit to the training data?",
        )
        found = checks.again(
            errors_by_degree,
            (x, t, held_x, held_t, degrees),
            (x, t.flip(0), held_x, held_t + size, degrees),
        )
        check_errors(
            found,
            expected_of(z, y[::-1], new, new_y + size),
            size**2,
            "Other targets at the same inputs: does each call fit its own data?",
        )


# %% [markdown]
# Now a contest: a line, a cubic and a polynomial of degree 10 meet in 200 problems with 20 training examples each and 1,000 held-out ones. **Predict:** in how many of the 200 problems has the degree 10 the smallest training error? In how many is its
# held-out error larger than that of the cubic? (This cell needs Exercises 1, 3 and 4.)


# %%
def problem(seed: int, sizes: Sequence[int]) -> list[Tensor]:
    """Draw data sets of the cubic of these sizes; return inputs, targets, inputs, …"""
    generator = torch.Generator().manual_seed(seed)
    drawn = [polynomial_data(CUBIC, n, -1.0, 1.0, NOISE, generator) for n in sizes]
    return [part for x, _, y in drawn for part in (x, y)]


# %% tags=["demo"]
def show_contest(n_problems: int) -> None:
    """Print the errors of three degrees over many problems, and assert the order."""
    degrees = (1, 3, 10)
    errors = torch.tensor(
        [
            errors_by_degree(*problem(2500 + k, (20, 1000)), degrees=degrees)
            for k in range(n_problems)
        ]
    )  # [n_problems, 2, 3]
    train, held_out = errors.median(dim=0).values
    share = 1 - (torch.tensor(degrees) + 1) / 20  # Lemma 4, point 4
    for name, one, other in zip(degrees, train, held_out, strict=True):
        print(f"degree {name:2}: training error {one:.3f}, held-out error {other:.3f}")
    print(f"(medians of {n_problems} problems; the noise alone is {NOISE**2:.3f})")
    assert (errors[:, 0, 2] < errors[:, 0, 1]).all()
    assert (errors[:, 0, 1] < errors[:, 0, 0]).all()
    worse = (errors[:, 1, 2] > errors[:, 1, 1]).double().mean()
    print(f"degree 10 is worse than degree 3 on held-out data in {worse:.0%}")
    assert worse > 0.97 and held_out[0] > 3 * held_out[1] < held_out[2]
    assert (held_out[1:] > NOISE**2).all()
    means = errors[:, 0, 1:].mean(dim=0) / NOISE**2
    spread = errors[:, 0, 1:].std(dim=0) / NOISE**2 / n_problems**0.5
    assert ((means - share[1:]).abs() < 4.5 * spread).all()


with checks.demonstration():
    show_contest(200)

# %% [markdown]
# What to see: by the training error, degree 10 wins in **all** problems. On new data it loses almost always. The line is bad on both: it underfits. And the training errors of the two others are those of
# Lemma 4, point 4: on average $0.09 \cdot (1 - \frac{4}{20}) = 0.072$ and $0.09 \cdot (1 - \frac{11}{20}) = 0.041$ (the cell asserts it within 4.5 standard errors). All of these are below the noise: even for the right degree, the training error flatters.
#
# ## Exercise 5: overfitting as the degree grows
#
# *Medium, about 12 minutes.* Draw both errors against the degree, in one panel (one `Axes`):
#
# - a line through the training errors and a line through the held-out errors, with the degree along x, and a marker at each degree;
# - the errors on a **logarithmic** scale, the degrees on an ordinary one;
# - a horizontal line at the variance of the noise, `noise**2`, from the first degree to the last or beyond;
# - a vertical line at the degree with the smallest held-out error (of several, the lowest degree); how far up and down it goes is up to you;
# - a legend that names all four, each by a name of its own that tells what it is; a label on x that tells of the degree, and one on y that tells of the error;
# - no line and no marker cut off by the limits of the axes, not even half of a marker.
#
# Return the `Figure`, a new one at each call. For the degrees $(0, 1, 2, 3)$, the training errors $(4, 2, 1, 0.5)$, the held-out errors $(5, 3, 3, 8)$ and a noise of 2, the horizontal line is at 4 and the vertical one at 1.
#
# <details><summary>Hint</summary>
#
# `axes.axhline`, `axes.axvline`, `axes.set_yscale("log")`. `errors.index(min(errors))` finds the place of the smallest error, not the degree: the degrees need not begin at 0.
#
# </details>


# %%
TRAINING_WORDS = (
    *("train", "fitted", "seen", "in-sample", "in sample", "learn", "known"),
    *("apparent", "empirical"),
)
"""What a name of the training errors may hold."""
HELD_OUT_WORDS = (
    *("held", "hold", "test", "valid", "new", "unseen", "fresh", "future", "unknown"),
    *("out-of-sample", "out of sample", "generali", "dev", "population"),
)
"""What a name of the held-out errors may hold."""
NOISE_WORDS = (
    *("noise", "floor", "irreducible", "sigma", "variance", "σ", "limit"),
    *("possible", "achiev", "bayes"),
)
"""What a name of the variance of the noise may hold."""
CHOICE_WORDS = (
    *("best", "smallest", "lowest", "chosen", "min", "choice", "optim", "select"),
    *("pick", "winner"),
)
"""What a name of the best degree may hold."""


DEGREE_WORDS = ("degree", "power", "order", "exponent", "polynomial", "complexity", "d")
"""What a label of x may hold."""
ERROR_WORDS = ("error", "mse", "loss", "squared", "cost", "risk", "deviation")
"""What a label of y may hold."""


def tells_of(name: str, own: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a name tells of no other data than its own. (The tests call it.)"""
    told = re.split(r"\b(?:not|no|nothing|never|without)\b", name.lower())[0]
    found = set[str]()
    for word in sorted([*own, *others], key=len, reverse=True):
        if word in told:  # the longest first: "unseen" holds "seen"
            found.add(word)
            told = told.replace(word, " ")
    return not found & set(others) or bool(found & set(own))


def are_whole(axes: Axes, x: Sequence[float], y: Sequence[float]) -> bool:
    """Whether limits leave room for markers at x, and at log y. (For the tests.)"""
    artists = [*axes.get_lines(), *axes.collections]
    if not all(one.get_clip_on() for one in artists):
        return True  # what is not clipped is seen beyond the limits
    limits = (sorted(axes.get_xlim()), np.log(sorted(axes.get_ylim())))
    for (low, high), places in zip(limits, (x, np.log(y)), strict=True):
        room = 0.002 * (high - low)
        if min(places) < low + room or max(places) > high - room:
            return False
    return True


def check_degree_figure(
    figure: Figure,
    degrees: Sequence[int],
    train: Sequence[float],
    held_out: Sequence[float],
    noise: float,
) -> None:
    """Check all that a figure of Exercise 5 must show. (The tests call it.)"""
    axes = checks.panels_of(figure)[0]
    found = {}
    for what, errors, words in (
        ("the training errors", train, TRAINING_WORDS),
        ("the held-out errors", held_out, HELD_OUT_WORDS),
    ):
        thought = f"A line through {what}, against the degrees, a marker at each."
        line = checks.curve(what, axes, degrees, errors, thought=thought)
        checks.scatter(what, axes, degrees, errors, thought=thought, atol=0.0)
        found[what] = (line, words)
    checks.true(
        "a logarithmic scale of errors",
        axes.get_yscale() == "log" and axes.get_xscale() == "linear",
        thought='`axes.set_yscale("log")`, for the errors alone.',
    )
    smallest = min(held_out)
    best = min(d for d, e in zip(degrees, held_out, strict=True) if e == smallest)
    floor = checks.level(
        "the variance of the noise",
        axes,
        noise**2,
        across=True,
        thought="A level line at the variance, all along the degrees: not at its root.",
        atol=0.0,
    )
    ends = [line.ends for line in checks.levels(axes) if line.at == floor.at]
    slack = 0.02 * (degrees[-1] - degrees[0])
    checks.true(
        "the noise from the first degree to the last",
        min(low for low, _ in ends) <= degrees[0] + slack
        and max(high for _, high in ends) >= degrees[-1] - slack,
        thought="The level line goes all along the degrees: `axhline` does by itself.",
    )
    choice = checks.level(
        "the best degree",
        axes,
        best,
        upright=True,
        thought="An upright line at the degree, not at its place in the list.",
    )
    ties = [
        degree
        for degree, error in zip(degrees, held_out, strict=True)
        if error < 1.01 * smallest and degree != best
    ]
    uprights = [line.at for line in checks.levels(axes, upright=True)]
    checks.true(
        "one best degree",
        not any(abs(at - degree) < 1e-6 for at in uprights for degree in ties),
        thought="One degree is marked: of several equally good ones, the lowest.",
    )
    found["the noise"] = (floor, NOISE_WORDS)
    found["the best degree"] = (choice, CHOICE_WORDS)
    named = checks.own_names(
        axes,
        found,
        thought="Does a legend name all four, each by a name of its own?",
    )
    for what, own, others in (
        ("the training errors", TRAINING_WORDS, HELD_OUT_WORDS),
        ("the held-out errors", HELD_OUT_WORDS, TRAINING_WORDS),
    ):
        checks.true(
            f"a fitting name of {what}",
            tells_of(named[what], own, others),
            thought="Does the legend say which data an error belongs to?",
        )
    checks.labels(
        axes,
        x=DEGREE_WORDS[:2],
        y=ERROR_WORDS[:4],
        thought="Does each label say what is along its axis?",
    )
    for direction, label, words in (
        ("x", axes.get_xlabel() or figure.get_supxlabel(), DEGREE_WORDS),
        ("y", axes.get_ylabel() or figure.get_supylabel(), ERROR_WORDS),
    ):
        checks.true(
            f"what the label of {direction} tells",
            any(
                re.search(rf"(?<![a-z]){word}", label.lower())
                if len(word) > 1
                else re.search(rf"(?<![a-z]){word}(?![a-z])", label.lower())
                for word in words
            ),
            thought="Does it tell of the degree along x, and of the error along y?",
        )
    checks.in_view(
        "all",
        axes,
        x=list(degrees),
        y=[*train, *held_out, noise**2],
        thought="Is a part of a line cut off?",
    )
    checks.true(
        "whole markers",
        are_whole(axes, degrees, [*train, *held_out]),
        thought="Do the limits of the axes cut off half of a marker?",
    )


# %% exercise="degree_figure" task=4
def degree_figure(
    degrees: Sequence[int],
    train_errors: Sequence[float],
    held_out_errors: Sequence[float],
    noise: float,
) -> Figure:
    """Draw training and held-out errors against the degree.

    Args:
        degrees: In ascending order, at least two. All three are lists or tuples.
        train_errors: The training error of each degree, above 0.
        held_out_errors: The held-out error of each degree, above 0.
        noise: Standard deviation of the noise, above 0.

    Returns:
        A figure with one panel.
    """
    # BEGIN SOLUTION
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", linestyle=":", label="noise")
    axes.axvline(best, color="black", linestyle="-.", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="degree_figure" points=1
def test_degree_figure() -> None:
    for degrees, train, held_out, noise in (
        ([0, 1, 2, 3], [4.0, 2.0, 1.0, 0.5], [5.0, 3.0, 3.0, 8.0], 2.0),
        ([2, 5, 9], [0.3, 0.2, 0.01], [0.9, 0.4, 700.0], 0.5),
    ):
        figure = checks.figure_of(
            degree_figure,
            *(degrees, train, held_out, noise),
            n_axes=1,
            thought="Do you return the figure, with one panel and both labels?",
        )
        check_degree_figure(figure, degrees, train, held_out, noise)


# %% hidden="degree_figure" points=1
def hidden_degree_figure() -> None:
    rng = np.random.default_rng(255)
    cases: list[tuple[list[int], list[float], list[float], float]] = [
        ([1, 2, 4], [5.0, 1.0, 0.1], [5.1, 4.0, 6.0], 0.3),
        ([2, 3], [0.2, 0.3], [0.9, 0.8], 10.0),
        ([1, 2, 3], [90.0, 60.0, 50.0], [20.0, 7.0, 8.0], 0.5),  # easier held-out data
        ([3, 4, 5], [40.0, 8.0, 6.0], [30.0, 0.1, 0.2], 9.0),
    ]
    for first, count, scale, noise, lowest in (
        (0, 2, 1.0, 1.0, 0),
        (0, 11, 1e-3, 0.1, 3),
        (4, 6, 1.0, 0.01, 5),  # the last one
        (3, 9, 1e5, 3e2, 2),
        (1, 20, 1.0, 5.0, 7),
    ):
        degrees = [first + 2 * k for k in range(count)]
        train = (scale * 10 ** rng.uniform(-2.0, 0.0, size=count)).tolist()
        held_out = (scale * 10 ** rng.uniform(0.1, 4.0, size=count)).tolist()
        held_out[lowest] = scale
        if count > 6:  # as good at a higher degree
            held_out[lowest + 3] = scale
            held_out[lowest - 1] = (1 + 2e-6) * scale  # nearly as good at a lower one
        cases.append((degrees, train, held_out, noise))
    for k, (degrees, train, held_out, noise) in enumerate(cases):
        lists = (degrees, train, held_out)
        figure = checks.figure_of(
            degree_figure,
            *(lists if k % 2 else map(tuple, lists)),
            noise,
            n_axes=1,
            thought="Is it a new figure with one panel and both labels?",
        )
        check_degree_figure(figure, degrees, train, held_out, noise)
    first = ([1, 2, 4], [5.0, 1.0, 0.1], [5.1, 4.0, 6.0], 0.3)
    then = ([1, 2, 4], [4.0, 2.0, 0.7], [7.0, 4.0, 3.0], 0.3)
    figure = checks.again(degree_figure, first, then)
    checks.figure(figure, n_axes=1, thought="Is it a figure with one panel?")
    check_degree_figure(figure, *then)


# %% [markdown]
# One problem of 20 examples, with 1,000 held-out ones, and degrees 0 to 12. **Predict** the shape of both lines before you run the cell. (It needs Exercises 1, 3, 4 and 5.)


# %% tags=["demo"] alt="Mean squared errors against the degree from 0 to 12, on a logarithmic scale. The training error falls all the way, from 0.5 to 0.03. The held-out error drops steeply at degree 3, to a little above the dotted line of the noise, where an upright line marks the best degree, and rises from there to more than 2 at degree 12."
with checks.demonstration():
    all_degrees = list(range(13))
    all_errors = errors_by_degree(*problem(3, (20, 1000)), degrees=all_degrees)
    degree_figure(all_degrees, *all_errors, NOISE)
    plt.show()

# %% [markdown]
# What to see: the held-out error has the shape of a U, and that is the sign of overfitting. The training error falls from left to right and never rises (Lemma 1). The held-out error falls, as long as the model is too stiff, and rises, once it is too loose. No model has an expected error below the noise. What is measured on 1,000 examples can come out a little lower, by luck.
#
# The vertical line is where one would choose the degree. **But beware:** the smallest of many numbers that are measured with luck is a lucky one. With few held-out examples, the error of the *chosen* degree looks better than it is. **Predict:** by how much, if 20 examples train, 8 choose among the degrees 0 to
# 10, and 1,000 fresh ones judge? (This cell needs Exercises 1, 3 and 4.)


# %% tags=["demo"]
def show_choice(n_problems: int) -> None:
    """Choose degrees on held-out data, and judge the choice on a third set."""
    degrees = list(range(11))
    claimed, judged, by_training = list[float](), list[float](), list[float]()
    for k in range(n_problems):
        x, y, held_x, held_y, new_x, new_y = problem(9000 + k, (20, 8, 1000))
        _, held_out = errors_by_degree(x, y, held_x, held_y, degrees)
        best = held_out.index(min(held_out))
        _, fresh = errors_by_degree(x, y, new_x, new_y, [best, degrees[-1]])
        claimed.append(held_out[best])
        judged.append(fresh[0])
        by_training.append(fresh[1])
    print(f"medians of {n_problems} problems")
    print(f"error of the chosen degree, where it was chosen: {np.median(claimed):.3f}")
    print(f"error of the chosen degree, on a third set:      {np.median(judged):.3f}")
    print(
        f"chosen by the training error, on a third set:    {np.median(by_training):.3f}"
    )
    gaps = np.array(judged) - np.array(claimed)
    print(f"a third set is less kind in {np.mean(gaps > 0):.0%} of the problems")
    assert np.mean(gaps > 0) > 0.6 and np.median(judged) > 1.15 * np.median(claimed)
    assert np.median(by_training) > 2 * np.median(judged)


with checks.demonstration():
    show_choice(150)

# %% [markdown]
# What to see: choosing on held-out data works, and it is far better than choosing by the training error. But the error of the chosen degree looks better than it is, since the same examples chose it and judged it. So whoever wants to *report* an error needs a **third** set, which had no
# say in anything. Parts 3.6 and 3.7 use all three sets for networks, along with other remedies for overfitting.
#
# ## Exercise 6: bias and variance
#
# *Medium, about 8 minutes.* Why does the error turn? Measure the parts of Lemma 3. You are given predictions of fits to many data sets: row $j$ holds those of data set $j$, and column $i$ belongs to point $i$, where `values[i]` is the truth. Return for each point
#
# - the **squared bias**: the square of the distance between the truth and the mean prediction;
# - the **variance** of the predictions around their mean: the mean of the squared distances (divide by the number of data sets, not by one less).
#
# Return a tuple of two new tensors. The predictions may be about a million and their variance about 1, and the truth may lie anywhere. Then, too, the absolute or the relative error of each result may be at most $10^{-6}$.
#
# For the predictions $\begin{pmatrix} 1 & 5 \\ 3 & 5 \end{pmatrix}$ and the values $(0, 5)$ the means are $(2, 5)$, the squared biases $(4, 0)$, and the variances $(1, 0)$. Indeed, the mean squared distances from the truth are
# $\bigl(\frac{1 + 9}{2}, 0\bigr) = (5, 0)$, which is the sum of the two.
#
# <details><summary>Hint</summary>
#
# `predictions.mean(dim=0)` is the mean over the data sets. Subtract before you square: the difference of two huge squares has lost its digits.
#
# </details>


# %% exercise="bias_and_variance" task=4
def bias_and_variance(predictions: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """Return the squared bias and the variance of predictions at each point.

    Args:
        predictions: A row for each data set, shape ``[n_sets, n_points]``, float64,
            both at least 1.
        values: The truth, shape ``[n_points]``, float64.

    Returns:
        Squared bias and variance, shape ``[n_points]`` each, float64: new tensors.
    """
    # BEGIN SOLUTION
    mean = predictions.mean(dim=0)  # [n_points]
    squared_bias = (mean - values).square()
    variance = (predictions - mean).square().mean(dim=0)
    return squared_bias, variance
    # END SOLUTION


# %% test="bias_and_variance" points=1
def test_bias_and_variance() -> None:
    for rows, truth, bias, variance, thought in (
        ([[1, 5], [3, 5]], [0, 5], [4, 0], [1, 0], "The example of the statement."),
        ([[2, 4, 6]], [2, 3, 0], [0, 1, 36], [0, 0, 0], "One data set: no variance."),
        ([[0], [0], [3]], [1], [0], [2], "Variance (1 + 1 + 4) / 3, not over 2."),
        ([[1, 2], [3, 8]], [2, 5], [0, 0], [1, 9], "Over the rows, not the columns."),
    ):
        predictions = torch.tensor(rows, dtype=torch.float64)
        values = torch.tensor(truth, dtype=torch.float64)
        with checks.unchanged(predictions=predictions, values=values):
            found = checks.attempt(bias_and_variance, predictions, values)
        pair = "Two tensors with a number for each point."
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("the number of results", len(found), 2, thought=pair)
        shape = (len(truth),)
        for what, one, expected in (
            ("squared bias", found[0], bias),
            ("variance", found[1], variance),
        ):
            what = f"the {what} of {rows} around {truth}"
            one = checks.tensor(
                what, one, shape=shape, dtype=torch.float64, thought=pair
            )
            checks.close(what, one, expected, thought=thought)


# %% hidden="bias_and_variance" points=1
def hidden_bias_and_variance() -> None:
    rng = np.random.default_rng(256)
    for n_sets, n_points, offset, spread, away in (
        (1, 1, 0.0, 1.0, 0.0),
        (1, 6, 3.0, 1.0, 0.0),
        (2, 1, 0.0, 1.0, 0.0),
        (5, 5, -2.0, 3.0, 0.0),
        (3, 40, 0.0, 1e-4, 0.0),
        (307, 7, 1e6, 1.0, 0.0),
        (50, 4, -1e6, 1.0, 0.0),
        (40, 3, 0.0, 1e5, 0.0),
        (1009, 2, 5.0, 1.0, 0.0),
        (53, 6, 1e6, 1.0, 1e6),  # points, and the truth, far from each other
        (7, 5, -1e6, 1.0, 3e5),
    ):
        drawn = rng.normal(size=(n_points, n_sets)).T
        p = offset + spread * (drawn + rng.normal(size=n_points))
        p = p + away * (np.arange(n_points) % 3)
        f = offset + spread * rng.normal(size=n_points)
        f = f + away * rng.integers(-2, 3, size=n_points)
        predictions, values = torch.from_numpy(p), torch.from_numpy(f)
        with checks.unchanged(predictions=predictions, values=values):
            found = checks.attempt(bias_and_variance, predictions, values)
        pair = "Are they two tensors of float64, with a number for each point?"
        found = checks.instance("the result", found, tuple, thought=pair)
        checks.equal("how many", len(found), 2, thought=pair)
        bias, variance = (
            checks.tensor(
                "each", one, shape=(n_points,), dtype=torch.float64, thought=pair
            )
            for one in found
        )
        checks.close(
            "the squared bias",
            bias,
            np.mean(p - f, axis=0) ** 2,
            thought="The mean prediction against the truth, squared in the end?",
            rtol=1e-6,
            atol=(1e-6 if abs(offset) > 1e5 else 1e-8) * spread**2,
        )
        # Written another way: half of the mean squared distance between two of them.
        apart = p[:, None, :] - p[None, :, :]
        checks.close(
            "the variance",
            variance,
            np.mean(apart**2, axis=(0, 1)) / 2,
            thought="Around the mean of the data sets, over all of them?",
            rtol=1e-6,
            atol=(1e-6 if abs(offset) > 1e5 else 1e-12) * spread**2,
        )
        checks.true(
            "new tensors",
            checks.returns_new_tensors(bias_and_variance, predictions, values)
            and checks.entries_apart(bias_and_variance, predictions, values),
            thought="Does an entry share its place with another one, or an argument?",
        )
        for then, factors in (
            ((predictions, 2 * values - predictions.mean(dim=0)), (4, 1)),
            ((2 * predictions, 2 * values), (4, 4)),
        ):
            found = checks.again(bias_and_variance, (predictions, values), then)
            for what, one, right, factor in zip(
                ("the squared bias", "the variance"),
                *(found, (bias, variance), factors),
                strict=True,
            ):
                checks.close(
                    f"{what} in a second call",
                    one,
                    factor * checks.to_array(right),
                    thought="Does each call go by its own arguments?",
                    rtol=1e-5,
                    atol=1e-5 * spread**2,
                )


# %% [markdown]
# ## The three parts, measured and calculated
#
# Now the test. The 20 training inputs are fixed, evenly from $-1$ to 1. Each of 600 data sets draws its noise, and gets a fit by your `fit_and_predict`. Then we look at the 19 places half-way between the inputs. From the predictions there, `bias_and_variance` **measures** two parts. Lemma 4 **calculates** them, without any
# data set, from the inputs and the true curve. And each fit meets a fresh target at every place, whose mean squared error must be the sum of all three parts (Lemma 3). **Predict:** for which degrees is the bias zero? (This cell needs Exercises 1, 2, 3 and 6.)


# %%
def exact_parts(inputs: Tensor, degree: int, points: Tensor) -> tuple[Tensor, Tensor]:
    """Return squared bias and variance at points by Lemma 4, for inputs in [-1, 1]."""
    features, at_points = (polynomial_features(x, degree) for x in (inputs, points))
    shares = at_points @ torch.linalg.pinv(features)  # [n_points, n]
    bias = shares @ true_values(inputs) - true_values(points)
    return bias.square(), NOISE**2 * shares.square().sum(dim=1)


EVEN = torch.linspace(-1, 1, 20, dtype=torch.float64)
"""Training inputs that are fixed, evenly spread."""
# Places half-way between two training inputs.
BETWEEN = (EVEN[1:] + EVEN[:-1]) / 2


# %% tags=["demo"]
def show_parts(n_sets: int, seed: int) -> list[str]:
    """Measure bias, variance and the error on fresh targets; hold them to lemmas.

    Args:
        n_sets: Number of data sets.
        seed: Seed of their noise, and of the fresh targets.

    Returns:
        A table, line by line.
    """
    generator = torch.Generator().manual_seed(seed)
    luck = torch.randn(n_sets, 20, generator=generator, dtype=torch.float64)
    truth, at_inputs = true_values(BETWEEN), true_values(EVEN)
    lines = [
        "degree  squared bias         variance              noise + both, and error"
    ]
    for degree in (0, 1, 2, 3, 6, 9, 12):
        predictions = torch.stack(
            [
                fit_and_predict(EVEN, at_inputs + NOISE * e, degree, BETWEEN)
                for e in luck
            ]
        )
        bias, variance = bias_and_variance(predictions, truth)
        right_bias, right_variance = exact_parts(EVEN, degree, BETWEEN)
        fresh = torch.randn(predictions.shape, generator=generator).double()
        errors = (truth + NOISE * fresh - predictions).square().mean(dim=1)
        total = NOISE**2 + (right_bias + right_variance).mean()
        lines.append(
            f"{degree:6}  {bias.mean():.4f} (exact {right_bias.mean():.4f}) "
            f"{variance.mean():.4f} (exact {right_variance.mean():.4f}) "
            f"{total:8.4f} {errors.mean():8.4f}"
        )
        # A variance over n sets has a relative standard error of sqrt(2 / n).
        close = 5 * (2 / n_sets) ** 0.5
        assert ((variance / right_variance - 1).abs() < close).all()
        off = ((predictions.mean(dim=0) - truth).abs() - right_bias.sqrt()).abs()
        assert (off < 5 * (right_variance / n_sets).sqrt()).all()
        assert (errors.mean() - total).abs() < 5 * errors.std() / n_sets**0.5
        assert right_bias.mean() > 0.01 if degree < 3 else right_bias.max() < 1e-20
        own = exact_parts(EVEN, degree, EVEN)[1].mean().item()
        assert abs(own - NOISE**2 * (degree + 1) / 20) < 1e-12  # point 3
    return lines


with checks.demonstration():
    tables = [show_parts(600, parts_seed) for parts_seed in (1, 2, 3)]
    print(*tables[0], sep="\n")

# %% [markdown]
# What to see: measured and calculated agree, part by part (at each of the 19 places, within five standard errors; the cell checks two more seeds without printing them). The error on fresh targets is the sum. From degree 3 on there is **no bias at all**: every single fit is off, but on average not to one side. All that further powers add
# is variance.
#
# Averaged over the training inputs, that variance is $\sigma^2 (d + 1) / 20$, which the cell asserts to 12 digits. **Predict:** at which places will the fits to different data sets disagree most? (This needs Exercises 1, 2 and 3.)


# %% tags=["demo"] alt="Two panels over x from -1 to 1. Left, thirty fits of degree 3 lie close together around the true curve. Right, thirty fits of degree 12 to the same data sets: they wind around the true curve, and near both ends they fan out. Ticks at the bottom mark the 20 training inputs."
def bundle_figure(degrees: Sequence[int]) -> Figure:
    """Draw fits of each degree to the same thirty data sets, and the true curve."""
    generator = torch.Generator().manual_seed(1)
    luck = torch.randn(30, 20, generator=generator, dtype=torch.float64)
    figure, panels = plt.subplots(
        1, len(degrees), figsize=(9.5, 3.8), sharey=True, layout="constrained"
    )
    for axes, degree in zip(panels, degrees, strict=True):
        for k, one in enumerate(luck):
            fit = fit_and_predict(EVEN, true_values(EVEN) + NOISE * one, degree, GRID)
            name = "30 fits" if k == 0 else None
            axes.plot(GRID, fit, "-", color="#D55E00", lw=0.6, alpha=0.6, label=name)
        axes.plot(GRID, true_values(GRID), color="black", ls="--", label="true curve")
        axes.plot(EVEN, [-2.9] * 20, "|", color="black", label="training inputs")
        variance = exact_parts(EVEN, degree, GRID)[1]
        inside, ends = variance[GRID.abs() < 0.5].mean(), variance[GRID.abs() > 0.9]
        print(f"degree {degree:2}: variance {inside:.3f} inside", end=", ")
        print(f"{ends.mean():.3f} near the ends")
        assert ends.mean() > (2 if degree == 3 else 5) * inside
        axes.set(xlabel="input $x$", title=f"degree {degree}", ylim=(-3, 5))
        axes.legend(loc="upper left")
    panels[0].set_ylabel("prediction")
    return figure


def show_gaps(n_problems: int) -> None:
    """Compare the variance of degree 12 for even inputs and for random ones."""
    even = exact_parts(EVEN, 12, GRID)[1].max().item()
    largest = list[float]()
    for k in range(n_problems):
        inputs, _ = problem(1200 + k, (20,))
        largest.append(exact_parts(inputs, 12, GRID)[1].max().item())
    print(f"degree 12, largest variance: {even:.2f} for even inputs;", end=" ")
    print(f"for random ones {np.median(largest):,.0f} (median of {n_problems})")
    assert np.median(largest) > 1000 * even and min(largest) > even


with checks.demonstration():
    bundle_figure((3, 12))
    plt.show()
    show_gaps(50)

# %% [markdown]
# What to see: the thirty data sets differ only in their noise. Degree 3 makes nearly the same curve of each. At degree 12 each fit tells another story, above all near the ends, where examples lie on one side only. In the printout, "inside" means from $-0.5$ to 0.5, and "near the ends" the outer twentieth on each side. These inputs are spread as evenly as can be. Inputs that are drawn at random leave gaps, and there it is far worse: the last line has the largest variance anywhere from $-1$ to 1. The mean of the thirty would be close to the truth in both panels. But you have only one data set.
#
# ## Features for a value function
#
# Back to the corridor of Part 2.4: places 1 to 19, a fair step to the left or to the right, a reward of 1 for reaching 20, and a discount of $\gamma = 0.9$. There a line stopped at an error that no amount of data could lower. That was bias. Now the features are powers of the place; Sutton and Barto call them a polynomial basis (section 9.5.1).
#
# The targets are returns, so the noise is the luck of the walk, and it is larger at some places than at others. In Lemma 3 this changes nothing but that $\sigma^2$ depends on $x$. We draw 200 data sets of 40 returns, and 200 of 400, from random places. **Predict:** which degree is best with 40 returns? And is it the same one with 400? (This needs
# Exercises 2, 3 and 6.)


# %% tags=["demo"] alt="Two panels, 40 returns and 400 returns, with squared bias, variance and their sum against the degree 0 to 8, on a logarithmic scale. In both, the bias falls steeply and the variance rises. With 40 returns the sum is smallest at degree 3. With 400 the variance is a tenth or less, and the sum is smallest at degree 4 or 5."
places = torch.arange(1, 20, dtype=torch.float64)


def corridor_returns(
    start: Tensor, discount: float, generator: torch.Generator
) -> Tensor:
    """Play an episode from each start in 1 to 19, and return the returns, ``[n]``."""
    here, returns = start.long(), torch.zeros(len(start), dtype=torch.float64)
    walking, factor = torch.arange(len(start)), 1.0
    while len(walking):
        steps = 2 * torch.randint(0, 2, (len(walking),), generator=generator) - 1
        here[walking] += steps
        returns[walking[here[walking] == 20]] = factor
        walking, factor = walking[here[walking] % 20 != 0], factor * discount
    return returns


def exact_values(discount: float) -> Tensor:
    """Return the values of places 1 to 19 from their equations, shape ``[19]``."""
    system = torch.eye(19, dtype=torch.float64)
    system[range(18), range(1, 19)] = system[range(1, 19), range(18)] = -discount / 2
    rewards = torch.zeros(19, dtype=torch.float64)
    rewards[18] = 0.5
    return torch.linalg.solve(system, rewards)


def corridor_parts(n: int, degrees: Sequence[int], n_sets: int) -> Tensor:
    """Return bias² and variance, means over places: shape ``[n_degrees, 2]``."""
    generator = torch.Generator().manual_seed(25)
    drawn = torch.randint(1, 20, (n_sets * n,), generator=generator).double()
    returns = corridor_returns(drawn, 0.9, generator).reshape(n_sets, n)
    starts, parts = drawn.reshape(n_sets, n), list[list[float]]()
    for degree in degrees:
        predictions = torch.stack(
            [
                fit_and_predict(x, y, degree, places)
                for x, y in zip(starts, returns, strict=True)
            ]
        )
        both = bias_and_variance(predictions, exact_values(0.9))
        parts.append([one.mean().item() for one in both])
    return torch.tensor(parts)


def corridor_figure(n_sets: int) -> Figure:
    """Draw bias, variance and their sum against the degree, for 40 and 400 returns."""
    figure, panels = plt.subplots(
        1, 2, figsize=(9.5, 3.8), sharey=True, layout="constrained"
    )
    degrees, best, variances = range(9), list[int](), list[Tensor]()
    for axes, n in zip(panels, (40, 400), strict=True):
        parts = corridor_parts(n, degrees, n_sets)
        total = parts.sum(dim=1)
        best.append(int(total.argmin()))
        variances.append(parts[:, 1])
        for name, numbers, marker in (
            ("squared bias", parts[:, 0], "o"),
            ("variance", parts[:, 1], "s"),
            ("sum", total, "^"),
        ):
            axes.plot(degrees, numbers, marker=marker, label=name)
        axes.set(xlabel="degree", yscale="log", title=f"{n} returns")
        axes.legend(loc="lower left")
        print(
            f"{n:3} returns: smallest at degree {best[-1]}, {total.min():.5f};", end=" "
        )
        print(f"the line has {total[1]:.5f}")
        assert total.min() < 0.4 * total[1] and (parts[1:, 1] > parts[:-1, 1]).all()
        assert total[8] > 1.2 * total.min()
    panels[0].set_ylabel("squared error of the values")
    assert 2 <= best[0] < best[1] <= 6 and (variances[1] < 0.15 * variances[0]).all()
    return figure


with checks.demonstration():
    corridor_figure(200)
    plt.show()

# %% [markdown]
# What to see: with ten times the data, the variance is about a tenth or less. So a richer model pays, and the best degree moves up: it is not a property of the corridor alone. **How rich a value function may be depends on how much experience there is**, and an agent gets its experience bit by bit. (At the highest degrees even the
# *measured* bias rises with 40 returns. It is a mean of 200 wild fits, and is itself uncertain.)
#
# The trade has a second life in reinforcement learning, with targets in place of features. The return of a whole episode is an unbiased target of high variance; a target that looks one step ahead and trusts an estimate has less variance and a bias. That is the question of Part 4.5.
#
# ## Where no data were
#
# Held-out data warn of overfitting where they lie. But an agent visits some states and not others. Suppose that all episodes begin at places 1 to 13, and you ask for the values of 14 to 19. **Predict:** what will fits of degree 1, 3 and 5 say there? And do the three fail in the same way? (This needs Exercises 2 and 3.)


# %% tags=["demo"] alt="Values against place. Grey ground marks places 1 to 13, where the data were; there, the fits of degrees 1, 3 and 5 are near the exact values. Beyond it the exact values rise to 0.7, the line stays far below them, and the fits of degrees 3 and 5 run away in different directions."
def beyond_figure(seed: int) -> Figure:
    """Draw fits to returns from places 1 to 13, at all places."""
    figure, axes = plt.subplots(figsize=(7, 3.8), layout="constrained")
    axes.axvspan(1, 13, color="0.93", label="where the data were")
    axes.plot(places, exact_values(0.9), "o", color="black", label="exact values")
    for degree, values in beyond(seed).items():
        axes.plot(places, values, label=f"degree {degree}")
    axes.set(xlabel="place", ylabel="value", ylim=(-1, 1.5), xticks=range(1, 20, 2))
    axes.legend(loc="lower left")
    return figure


def beyond(seed: int) -> dict[int, Tensor]:
    """Return the values at all places of fits of three degrees."""
    generator = torch.Generator().manual_seed(seed)
    start = torch.randint(1, 14, (400,), generator=generator).double()
    returns = corridor_returns(start, 0.9, generator)
    return {d: fit_and_predict(start, returns, d, places) for d in (1, 3, 5)}


def show_beyond(seeds: range) -> None:
    """Print errors where data were and beyond, and assert how they compare."""
    exact, runs = exact_values(0.9), [beyond(seed) for seed in seeds]
    spreads = dict[int, float]()
    for degree in (1, 3, 5):
        errors = torch.stack([run[degree] for run in runs]) - exact  # [n_runs, 19]
        near, far = (
            part.square().mean(dim=1).sqrt().median().item()
            for part in (errors[:, :13], errors[:, 13:])
        )
        last = errors[:, 18] + exact[18]
        spreads[degree] = last.std().item()
        print(f"degree {degree}: error {near:.3f} where data were, {far:.3f} beyond;")
        print(f"  place 19: {last.mean():.2f} with a deviation of {last.std():.2f}")
        assert far > 20 * near
    print(f"  (exact: {exact[18]:.2f}; {len(runs)} runs, the errors are medians)")
    assert 2 * spreads[1] < spreads[3] < spreads[5] / 2
    assert spreads[1] < 0.02 and spreads[5] > 20 * spreads[1]
    assert np.mean([run[3][18].item() for run in runs]) < exact[18].item() - 0.2


with checks.demonstration():
    beyond_figure(3)
    plt.show()
    show_beyond(range(50, 80))

# %% [markdown]
# What to see: all three are good where the data were, and held-out data *from there* would say so. Beyond, the errors are more than twenty times as large, and you know the two ways of failing by now. The line says nearly the same in each of 30 runs, and it is
# wrong each time: that is bias. Degree 5 says something else each time: that is variance. Degree 3 lies between the two: it varies more than the line, and less than degree 5, and on average it is wrong as well. **A fit tells nothing about states that are unlike those it has seen**, and no held-out error of the same kind will warn you. For an agent this is everyday life: when its policy changes, so do the states that it meets.

# %% [markdown]
# ## Summary and outlook
#
# - **Polynomial features** make a linear model bend. The training error never rises with the degree. If the inputs are all different, it reaches 0 as soon as there are as many weights as examples. So it cannot choose a model. Degree 10 had the smallest training error in all 200 problems, and lost to degree 3 on new data in nearly all.
# - **Scale, with numbers from the training data only.** At degree 9, powers of 0 to 20 may lose 12 digits of 16, scaled ones 3. The predictions are the same in theory, and only in theory.
# - **Expected error = noise + squared bias + variance.** Measured over 600 data sets and calculated without any, the parts agreed, and their sum was the error on fresh targets. Averaged over the training inputs, the variance is $\sigma^2 (d + 1)/n$.
# - **Choose on held-out data, report on a third set**: where the choice was made, the error looks better than it is.
# - **Values**: with 40 returns degree 3 was best in the corridor; with 400 a higher one was. Where no data were, all degrees failed.
#
# **Where it leads**: Part 2.6 predicts classes in place of numbers. Parts 3.6 and 3.7 return to overfitting, with networks, and to the remedies. In Part 4.5 bias and variance are those of targets. If a state has $k$ numbers, then all products of their powers up to $d$ are
# $(d + 1)^k$ features: too many to build by hand for more than a few, and Part 5.1 lets a network find its own.
#
# **Further reading**: Hastie, Tibshirani and Friedman, sections 7.2 to 7.4, on training error and expected error; Bishop, section 3.2, with the picture of the bundles; Sutton and Barto, sections 9.5.1 and 9.5.2, on polynomials and on the Fourier basis, which did better in their comparison.
