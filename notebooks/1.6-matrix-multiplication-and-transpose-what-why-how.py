# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.6: Matrix multiplication and transpose: what, why, how"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# A delivery robot is **charged**, **low** or **flat**. From one hour to the next its state changes by chance: the rows below say how.
#
# ```text
#              to charged   low    flat
# from charged     0.50     0.50   0.00
# from low         0.00     0.50   0.50
# from flat        0.75     0.00   0.25
# ```
#
# It is charged now. How likely is it to be flat in *two* hours? Only one way is possible: charged, low, flat, with probability 0.5 times
# 0.5. To be low in two hours, there are two ways, and you add them up. Nine such questions can be asked, and all nine answers together are
# one **matrix product**, `P @ P`. The same sign computes a layer of a network for a whole batch of observations, or a hundred networks at
# once.
#
# The question of this part: *what does `@` compute, how do you see from the shapes alone which product is meant, and what does it cost?*
#
# **After this part you can**
#
# - say what each entry of a product means, and compute it with nothing but loops;
# - look two steps ahead in a world with `P @ P` and `P @ r`, in many worlds at once if need be;
# - run a whole family of layers on a whole batch in one product;
# - show what a transpose does to shape and data, and put brackets where they save work;
# - read the message of a shape mismatch, and mend the cause rather than the symptom.
#
# **You need** Part 1.3 (dot product), Part 1.4 (shapes, transposes, transition matrices) and Part 1.5 (broadcasting).
#
# **Time** about 25 minutes to read, 45 to work.
#
# **Sources** Strang, *Introduction to Linear Algebra* (5th edition, 2016), section 2.4 for the rules and 2.7 for transposes; Sutton and Barto,
# *Reinforcement Learning: An Introduction* (2nd edition, 2018), section 3.1 for transition probabilities and 9.4 for linear value functions;
# the pages "torch.matmul" and "Linear" of PyTorch's documentation.

# %%
import ast
import re
import time
from collections.abc import Callable
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rlcourse import checks
from rlcourse.figures import controls, matrices, plots
from torch import nn

plots.use_style()

STATES = ("charged", "low", "flat")
ROBOT = torch.tensor([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.75, 0.0, 0.25]])
EARNINGS = torch.tensor([2.0, 1.0, -2.0])  # in each state, per hour

# %% [markdown]
# ## The mathematics
#
# Let $A$ be an $n$ by $m$ matrix, and $B$ an $m$ by $p$ matrix. Their **product** $A B$ is the $n$ by $p$ matrix with the entries
#
# $$(A B)_{ik} = \sum_{j=0}^{m-1} A_{ij}\, B_{jk} .$$
#
# So entry $(i, k)$ is the dot product of row $i$ of $A$ with column $k$ of $B$. A row of $A$ has as many entries as $A$ has columns, a column
# of $B$ as many as $B$ has rows. These two numbers have to be equal. Write the shapes beside each other, and you see all there is to see:
#
# $$(n, \underline{m}) \;\; (\underline{m}, p) \;\to\; (n, p) .$$
#
# The **inner** lengths meet, and vanish. The **outer** ones stay. If the inner ones differ, there is no product.
#
# A vector on the right of a matrix is a column, $(A v)_i = \sum_j A_{ij} v_j$. On the left it is a row, $(u A)_j = \sum_i u_i A_{ij}$.
#
# The order matters: $A B$ and $B A$ are different matrices as a rule, if both exist at all. The brackets do not:
#
# **Lemma 1.** $(A B)\, C = A\, (B C)$, for all matrices whose shapes fit.
#
# *Proof.* Entry $(i, l)$ of the left side is $\sum_k \big(\sum_j A_{ij} B_{jk}\big) C_{kl}$. Multiply out, and sum over $k$ first: a finite sum
# may be added up in any order. That gives $\sum_j A_{ij} \big(\sum_k B_{jk} C_{kl}\big)$, which is entry $(i, l)$ of the right side.
# $\blacksquare$
#
# **Lemma 2.** $(A B)^\top = B^\top A^\top$. The order turns round.
#
# *Proof.* $\big((A B)^\top\big)_{ki} = (A B)_{ik} = \sum_j A_{ij} B_{jk} = \sum_j (B^\top)_{kj} (A^\top)_{ji} = (B^\top A^\top)_{ki}$.
# $\blacksquare$
#
# The shapes say the same: $B^\top$ is $p$ by $m$ and $A^\top$ is $m$ by $n$, so that only this order fits. Below, Lemma 1 saves a factor
# of 190 in work, and Lemma 2 explains the strange `.T` in each layer of a network.
#
# In pseudocode, this is how you will compute a product in Exercise 1:
#
# ```text
# Product of A (n by m) and B (m' by p)
# 1  if m ≠ m': refuse
# 2  C ← n by p zeros
# 3  for i = 0, ..., n - 1:
# 4      for k = 0, ..., p - 1:
# 5          for j = 0, ..., m - 1:
# 6              C[i, k] ← C[i, k] + A[i, j] * B[j, k]
# 7  return C
# ```
#
# Line 6 runs $n\,m\,p$ times. So a product costs $n\,m\,p$ multiplications.
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $A B$ | product | `a @ b`, `torch.matmul(a, b)` | `(n, p)` | the same for `a`, `b` and the product |
# | $A^\top$ | transpose | `a.T` | `(m, n)` | that of `a` |
# | $P$ | transition matrix | `transition` | `(n_states, n_states)` | float |
# | $r$ | reward of each state | `rewards` | `(n_states,)` | that of `P` |
# | $X$ | a batch of observations, one a row | `observations` | `(batch, n_in)` | float |
# | $w$ | weights of a linear value function | `w` | `(n_in,)` | that of `X` |
# | $W$, $b$ | weights and biases of a layer | `weights`, `biases` | `(n_out, n_in)`, `(n_out,)` | that of `X` |
#
# `a @ b` and `torch.matmul(a, b)` are the same function. With more than two axes, it multiplies the **last two**, and treats those before
# them as a batch, which is stretched as in Part 1.5. (`.T` is for matrices; `.mT` exchanges the last two axes of a batch.)
#
# **Predict, then run.** Which of these is an error, and which shape have the others?
#
# ```text
# A: (2, 3) @ (3, 4)          D: (3,) @ (3, 4)            G: (5, 2, 3) @ (3, 4)
# B: (3, 4) @ (2, 3)          E: (3,) @ (3,)              H: (5, 2, 3) @ (5, 3)
# C: (2, 3) @ (3,)            F: (5, 2, 3) @ (5, 3, 4)    I: (3, 2, 3) @ (3, 3)
# ```


# %% tags=["demo", "nbval-check-output"]
def show_shapes() -> None:
    """Print the shape of each of A to I, or that it is an error."""
    for name, left, right in (
        ("A", (2, 3), (3, 4)),
        ("B", (3, 4), (2, 3)),
        ("C", (2, 3), (3,)),
        ("D", (3,), (3, 4)),
        ("E", (3,), (3,)),
        ("F", (5, 2, 3), (5, 3, 4)),
        ("G", (5, 2, 3), (3, 4)),
        ("H", (5, 2, 3), (5, 3)),
        ("I", (3, 2, 3), (3, 3)),
    ):
        try:
            result = str(tuple((torch.ones(left) @ torch.ones(right)).shape))
        except RuntimeError:
            result = "error"
        print(f"{name}: {left!s:9} @ {right!s:9} -> {result}")


show_shapes()

# %% [markdown]
# What to see: a vector loses its only axis (C, D), and two vectors leave a scalar (E). A batch on the left may meet a batch (F) or a single
# matrix (G). H is the one to remember: five matrices and five vectors do *not* meet one by one. PyTorch reads `(5, 3)` as one matrix of five
# rows. In I the numbers happen to fit, there is no error, and the result is not what was meant. Exercise 2 deals with it.
#
# ## Row meets column
#
# Below, $A$ stands to the left of the product and $B$ above it. Each entry of the product lies where a row of $A$ meets a column of $B$.
# **Predict** the entry before you move the slider to it. (Without a slider you see entry 6.)


# %% tags=["demo"] alt="Three tables of boxes: B above, A on the left, and A B where they meet. Row 1 of A, with 3, 0 and 1, and column 2 of B, with 1, 0 and 5, are filled, and so is entry (1, 2) of the product, 8. The title says 3 · 1 + 0 · 0 + 1 · 5 = 8."
def meeting_figure(entry: int) -> Figure:
    """Draw two matrices and their product, with one entry and what it comes from."""
    a = torch.tensor([[1, 2, 0], [3, 0, 1]])
    b = torch.tensor([[2, 0, 1, 4], [1, 3, 0, 1], [0, 2, 5, 1]])
    product = a @ b
    i, k = divmod(entry, 4)
    masks = [torch.zeros_like(matrix, dtype=torch.bool) for matrix in (a, b, product)]
    masks[0][i], masks[1][:, k], masks[2][i, k] = True, True, True
    figure, grid = plt.subplots(
        2,
        2,
        figsize=(5.4, 4.8),
        layout="constrained",
        gridspec_kw={"width_ratios": (3, 4), "height_ratios": (3, 2)},
    )
    grid[0, 0].axis("off")
    matrices.boxes(grid[1, 0], a, masks[0], title="A: (2, 3)")
    matrices.boxes(grid[0, 1], b, masks[1], title="B: (3, 4)")
    matrices.boxes(grid[1, 1], product, masks[2], title="A B: (2, 4)")
    pairs = zip(a[i].tolist(), b[:, k].tolist(), strict=True)
    total = " + ".join(f"{x} · {y}" for x, y in pairs)
    figure.suptitle(f"entry ({i}, {k}): {total} = {product[i, k]}")
    return figure


controls.interactive_figure(
    meeting_figure, entry=controls.slider(0, 7, 1, 6, "entry of the product")
)

# %% [markdown]
# ## Exercise 1: by hand
#
# *Medium, about 10 minutes.* Compute the product of two matrices with at least one loop or comprehension of your own. No `@`, and nothing
# ready-made that multiplies *and* adds up, such as `matmul`, `dot`, `einsum`, `linalg` or `np.matrix`. Multiplying with `*` and adding up with
# `+` or `sum` is fine, entry by entry or whole rows and columns at a time.
#
# With `[[1, 2, 0], [3, 0, 1]]` and `[[2, 0], [1, 3], [0, 2]]`, it is `[[4, 6], [6, 2]]`.
#
# - The result has the dtype of both matrices. Whole numbers stay exact, float64 keeps its digits.
# - Any length may be 0. With no inner entries, each sum is empty: `n` by `p` zeros.
# - If the inner lengths differ, raise a `ValueError` whose message names the two lengths. A length of 1 is not stretched.
# - The arguments stay as they are, and the result is a new tensor.
#
# <details><summary>Hint</summary>
#
# `n, m = a.shape` takes a shape apart. `torch.zeros(n, p, dtype=a.dtype)` is a good start, in which `c[i, k] += ...` adds up.
#
# </details>


# %%
# For the tests: you need not read this cell.
READY_MADE = re.compile(
    r"\w*(matmul|mm|mv|dot|addr|matvec|vecmat)_*|inner(product)?|einsum|linalg"
    r"|(bi)?linear|sumprod|polymul|matrix_power|(as)?matrix|b?mat|convolve|correlate"
    r"|conv\w*\dd|average|cosine_similarity|embedding_?bag"
    r"|scaled_dot_product_attention",
    re.IGNORECASE,
)


def uses_a_product(answer: object) -> bool:
    """Whether an answer's text uses a ready-made product."""
    has_sign = any(
        isinstance(node, ast.MatMult) for node in ast.walk(checks.text_of(answer))
    )
    return has_sign or any(map(READY_MADE.fullmatch, checks.names_in(answer)))


# %% exercise="product_by_hand" task=2
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Return the product of two matrices, computed in loops.

    Args:
        a: Matrix of shape ``[n, m]``, float32, float64 or int64, on the CPU; any length
            may be 0.
        b: Matrix of shape ``[m, p]``, dtype of ``a``.

    Returns:
        The product, a new tensor of shape ``[n, p]``, dtype of ``a``.

    Raises:
        ValueError: ``a`` does not have as many columns as ``b`` has rows; the message
            names both numbers.
    """
    # BEGIN SOLUTION
    (n, m), (n_rows, p) = a.shape, b.shape
    if m != n_rows:
        raise ValueError(f"a has {m} columns, and b has {n_rows} rows")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c
    # END SOLUTION


# %% test="product_by_hand" points=1
def test_product_by_hand() -> None:
    for a, b, expected in (
        (
            torch.tensor([[1, 2, 0], [3, 0, 1]]),
            torch.tensor([[2, 0], [1, 3], [0, 2]]),
            [[4, 6], [6, 2]],
        ),
        (
            torch.tensor([[1.0, 2.0], [0.0, 1.0]]),
            torch.tensor([[0.5, 0.0], [1.0, -1.0]]),
            [[2.5, -2.0], [1.0, -1.0]],
        ),
        (torch.tensor([[2.0, 3.0]]), torch.tensor([[1.0], [-1.0]]), [[-1.0]]),
        (torch.tensor([[2], [3]]), torch.tensor([[1, -1]]), [[2, -2], [3, -3]]),
        (torch.zeros(1, 0), torch.zeros(0, 2), [[0.0, 0.0]]),
    ):
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(product_by_hand, a, b)
        what = f"the product of {a.tolist()} and {b.tolist()}"
        found = checks.tensor(
            what,
            found,
            shape=(a.shape[0], b.shape[1]),
            dtype=a.dtype,
            thought="The outer lengths stay, and so does the dtype.",
        )
        checks.close(
            what, found, expected, thought="Row i of a meets column k of b: add up."
        )
    for shape, other in (((4, 3), (2, 5)), ((4, 3), (1, 5)), ((4, 1), (3, 5))):
        checks.raises(
            ValueError,
            lambda shape=shape, other=other: product_by_hand(
                torch.ones(shape), torch.ones(other)
            ),
            mentions=[str(shape[1]), str(other[0])],
            thought="Unequal inner lengths are refused, and the message names both.",
        )
    checks.true(
        "the product is added up in a loop, without a ready-made one",
        checks.has_loop(product_by_hand) and not uses_a_product(product_by_hand),
        thought="A loop or comprehension of your own, with *, + and sum.",
    )


# %% hidden="product_by_hand" points=2
def hidden_product_by_hand() -> None:
    def compare(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        with checks.unchanged(a=a, b=b):
            found = checks.attempt(product_by_hand, a, b)
        found = checks.tensor(
            "the product",
            found,
            shape=(a.shape[0], b.shape[1]),
            dtype=a.dtype,
            thought="Are shape and dtype right for any lengths, 0 too?",
        )
        checks.equal("the device", found.device.type, "cpu", thought="On the CPU?")
        digits = {torch.float32: 2e-6, torch.float64: 1e-13}.get(a.dtype, 0.0)
        columns = b.T.tolist()
        right: list[bool] = []
        for row, own in zip(a.tolist(), found.tolist(), strict=True):
            for column, entry in zip(columns, own, strict=True):
                terms = [
                    Fraction(x) * Fraction(y) for x, y in zip(row, column, strict=True)
                ]
                slack = Fraction(digits) * sum(map(abs, terms), Fraction(0))
                right.append(abs(Fraction(entry) - sum(terms, Fraction(0))) <= slack)
        checks.true(
            "the entries of the product",
            all(right),
            thought="Is each entry the sum over the inner index, with all its digits?",
        )
        return found

    rng = np.random.default_rng(61)
    for n, m, p in (
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
        (1, 5, 1),
        (4, 1, 3),
        (2, 3, 4),
        (4, 3, 2),
        (3, 2, 3),
        (1, 4, 6),
        (5, 4, 1),
        (7, 6, 7),
        (0, 3, 2),
        (2, 0, 3),
        (2, 3, 0),
        (0, 0, 4),
        (3, 0, 0),
        (0, 0, 0),
    ):
        for scale in (1.0, 1e-9, 1e9):
            a = torch.tensor(rng.normal(scale=scale, size=(n, m)))
            b = torch.tensor(rng.normal(scale=scale, size=(m, p)))
            compare(a, b)
            compare(a.float(), b.float())
        a = torch.tensor(rng.integers(-99, 99, size=(n, m)))
        b = torch.tensor(rng.integers(-99, 99, size=(m, p)))
        compare(a, b)
    compare(torch.tensor([[2**53 + 1, 3]]), torch.tensor([[3, 1], [-1, 2]]))
    compare(torch.eye(3, dtype=torch.float64), torch.tensor(rng.normal(size=(3, 2))))
    wide = torch.tensor(rng.normal(size=(6, 9)))
    compare(wide[:, ::2], wide[:5, 3:5])
    compare(wide.T, wide)
    compare(wide[:3, :3].T, wide[3:, 6:])
    compare(torch.tensor([[2.0]]).expand(3, 4), wide[:4, 1:3].float())
    long = torch.tensor(rng.normal(size=(2, 300)))
    compare(long, long.T.contiguous())
    a, b = wide[:2, :3].clone(), wide[:3, 5:].clone()
    for _ in range(2):
        found = compare(a, b)
        with checks.unchanged(a=a, b=b):
            found.fill_(7.0)  # somebody writes into the result
        a *= -2  # the caller's numbers are others now
        b += 1
    checks.true(
        "the result is a new tensor",
        checks.returns_new_tensors(product_by_hand, a, b),
        thought="Is it a new tensor at each call?",
    )
    for shape, other in (
        ((2, 3), (4, 5)),
        ((2, 4), (3, 5)),
        ((7, 1), (3, 5)),
        ((7, 3), (1, 5)),
        ((7, 0), (3, 5)),
        ((7, 3), (0, 5)),
        ((3, 2), (3, 2)),
        ((2, 5), (2, 5)),
        ((0, 4), (2, 0)),
        ((6, 11), (12, 8)),
        ((4, 3), (6, 4)),
    ):
        for dtype in (torch.float32, torch.int64):
            thought = "Is each mismatch of the inner lengths refused, and both told?"
            a, b = torch.ones(shape, dtype=dtype), torch.ones(other, dtype=dtype)
            with checks.unchanged(a=a, b=b):
                text = checks.raises(
                    ValueError, lambda a=a, b=b: product_by_hand(a, b), thought=thought
                )
            told = {int(number) for number in re.findall(r"\d+", text)}
            checks.true(
                "the message of the error",
                {shape[1], other[0]} <= told,
                thought=thought,
            )
    checks.true(
        "the product is added up in a loop, without a ready-made one",
        checks.has_loop(product_by_hand) and not uses_a_product(product_by_hand),
        thought="Are the loops your own, with nothing ready-made that adds up?",
    )


# %% [markdown]
# ## What a product means: two hours of a robot
#
# Back to the robot. To be in state $k$ after two moves from $i$, it has to be in *some* state $j$ in between. The ways exclude each
# other, so that their probabilities add up. Along one way, the probabilities of the two moves multiply:
#
# $$\Pr(\text{from } i \text{ to } k \text{ in two moves}) = \sum_j P_{ij}\, P_{jk} = (P P)_{ik} .$$
#
# That is the definition of the product, word by word. In the same way, if state $j$ pays $r_j$, then $(P r)_i = \sum_j P_{ij}\, r_j$ is what
# to expect one move after state $i$, and $(P (P r))_i$ what to expect two moves after it.
#
# **Predict**: each row of `P @ P` sums to 1. Do the rows of `P * P`, too? What could its entries mean?


# %% tags=["demo", "nbval-check-output"]
def show_two_hours() -> None:
    """Compare P @ P with an enumeration of all ways, and with P * P."""
    product, entrywise = ROBOT @ ROBOT, ROBOT * ROBOT
    for i, here in enumerate(STATES):
        ways = torch.zeros(3)
        for j in range(3):
            for k in range(3):
                ways[k] += ROBOT[i, j] * ROBOT[j, k]
        assert torch.equal(product[i], ways)
        sums = f"{product[i].sum():.3f} and {entrywise[i].sum():.3f}"
        shown = ", ".join(f"{p:.4f}" for p in product[i].tolist())
        print(f"from {here:7} in two hours: {shown}  rows sum to {sums}")
    for seed in range(5):  # seven states, by other seeds
        rows = torch.rand(7, 7, generator=torch.Generator().manual_seed(seed))
        transition = (rows / rows.sum(dim=1, keepdim=True)).double()
        transition /= transition.sum(dim=1, keepdim=True)
        ones = torch.ones(7, dtype=torch.float64)
        assert torch.allclose((transition @ transition) @ ones, ones)
        assert ((transition * transition) @ ones).max() < 0.9


show_two_hours()

# %% [markdown]
# The chance to be flat after two hours is 0.25, as counted at the top. The rows sum to 1 again, by Lemma 1: with a vector $\mathbf 1$ of
# ones, $(P P)\, \mathbf 1 = P\, (P\, \mathbf 1) = P\, \mathbf 1 = \mathbf 1$. A row of `P * P` does so only where a move is certain. Its
# entry $P_{ij}^2$ is the chance that two *separate* robots, both in $i$, both move to $j$. That is a fine question, but not ours.

# %% [markdown]
# ## Exercise 2: two moves ahead, in one world or in many
#
# *Medium, about 5 minutes.* An agent is not sure how its world works, so it keeps several candidates, each with its own $P$ and $r$. Return
# two things, in a tuple, for one world or for a batch of worlds:
#
# 1. the probabilities of all states after two moves, $P P$;
# 2. the expected reward of the state that is reached then, $P P r$, for each state to begin in.
#
# For the robot with earnings `[2, 1, -2]` the first is
# `[[0.25, 0.5, 0.25], [0.375, 0.25, 0.375], [0.5625, 0.375, 0.0625]]`, and the second `[0.5, 0.25, 1.375]`.
#
# - One world: shapes `(S, S)` and `(S,)`, for arguments and results alike. Many worlds: `(n_worlds, S, S)` and `(n_worlds, S)`. A batch may hold
#   one world, or as many worlds as states. A world may have one state.
# - Any way of computing it will do. Dtype as given; the arguments stay as they are, and the results are new
#   tensors, which share no memory.
#
# <details><summary>Hint</summary>
#
# Look at H and I above. Make each vector a matrix of one column, `rewards[..., None]` (the dots stand for all axes there are), multiply, and
# take the column out again: `[..., 0]`.
#
# </details>


# %% exercise="two_moves" task=1
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return probabilities and expected rewards two moves ahead.

    Args:
        transition: Transition matrix of one world, shape ``[S, S]``, or of several,
            shape ``[n_worlds, S, S]``; float32 or float64, on the CPU; ``S`` and
            ``n_worlds`` are at least 1.
        rewards: Reward of each state, shape ``[S]`` or ``[n_worlds, S]``, dtype of
            ``transition``.

    Returns:
        Probabilities, whose entry ``[..., i, k]`` is that of being in k two moves after
        i, shape of ``transition``; expected reward two moves after each state, shape of
        ``rewards``. Two new tensors, both of the dtype of the arguments.
    """
    # BEGIN SOLUTION
    after_two = transition @ transition
    expected = after_two @ rewards[..., None]  # [..., S, 1]
    return after_two, expected[..., 0]
    # END SOLUTION


# %% test="two_moves" points=1
def test_two_moves() -> None:
    other = torch.tensor([[0.0, 1.0, 0.0], [0.25, 0.0, 0.75], [0.0, 0.5, 0.5]])
    third = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    robot_two = [[0.25, 0.5, 0.25], [0.375, 0.25, 0.375], [0.5625, 0.375, 0.0625]]
    other_two = [[0.25, 0.0, 0.75], [0.0, 0.625, 0.375], [0.125, 0.25, 0.625]]
    third_two = [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    pay = torch.tensor([4.0, 0.0, 8.0])
    for what, transition, rewards, probabilities, expected in (
        ("the robot", ROBOT, EARNINGS, robot_two, [0.5, 0.25, 1.375]),
        (
            "two worlds",
            torch.stack([ROBOT, other]),
            torch.stack([EARNINGS, pay]),
            [robot_two, other_two],
            [[0.5, 0.25, 1.375], [7.0, 3.0, 5.5]],
        ),
        (
            "three worlds of three states",
            torch.stack([ROBOT, other, third]),
            torch.stack([EARNINGS, pay, EARNINGS]),
            [robot_two, other_two, third_two],
            [[0.5, 0.25, 1.375], [7.0, 3.0, 5.5], [2.0, 2.0, 2.0]],
        ),
        ("a batch of one", other[None], pay[None], [other_two], [[7.0, 3.0, 5.5]]),
    ):
        with checks.unchanged(transition=transition, rewards=rewards):
            pair = checks.attempt(two_moves, transition, rewards)
        thought = "Return two things in a tuple: probabilities, then rewards."
        checks.instance(f"the result for {what}", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        for name, found, right, given in (
            ("probabilities", pair[0], probabilities, transition),
            ("expected rewards", pair[1], expected, rewards),
        ):
            found = checks.tensor(
                f"the {name} for {what}",
                found,
                shape=tuple(given.shape),
                dtype=given.dtype,
                thought="Which axes does @ multiply, if the right side has two axes?",
            )
            checks.close(
                f"the {name} for {what}",
                found,
                right,
                thought="Each world with its own rewards; rows say from where.",
            )


# %% hidden="two_moves" points=2
def hidden_two_moves() -> None:
    def compare(transition: torch.Tensor, rewards: torch.Tensor) -> None:
        with checks.unchanged(transition=transition, rewards=rewards):
            pair = checks.attempt(two_moves, transition, rewards)
        thought = "Is it a tuple of probabilities and rewards, for one world and many?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        worlds = transition.double().reshape(-1, *transition.shape[-2:]).numpy()
        pays = rewards.double().reshape(-1, rewards.shape[-1]).numpy()
        ahead = np.array([(p[:, :, None] * p).sum(axis=1) for p in worlds])
        expected = np.array(
            [(a * r).sum(axis=1) for a, r in zip(ahead, pays, strict=True)]
        )
        digits = 2e-6 if transition.dtype == torch.float32 else 1e-13
        for name, found, right, given, size in (
            ("the probabilities", pair[0], ahead, transition, 1.0),
            ("the expected rewards", pair[1], expected, rewards, np.abs(pays).max()),
        ):
            found = checks.tensor(
                name,
                found,
                shape=tuple(given.shape),
                dtype=given.dtype,
                thought="Are shape and dtype those of the argument, for many worlds "
                "and for one?",
            )
            checks.close(
                name,
                found,
                right.reshape(given.shape),
                thought="Does each world meet its own rewards, also where there are "
                "as many worlds as states, and with all digits?",
                rtol=0.0,
                atol=digits * float(size),
            )

    rng = np.random.default_rng(62)
    for n_worlds, n_states in (
        (1, 1),
        (1, 4),
        (4, 1),
        (2, 2),
        (3, 3),
        (5, 5),
        (2, 6),
        (6, 2),
        (7, 3),
        (40, 9),
    ):
        drawn = rng.dirichlet(np.full(n_states, 0.5), size=(n_worlds, n_states))
        transition = torch.tensor(drawn)
        for scale in (1.0, 1e-6, 1e6):
            rewards = torch.tensor(rng.normal(scale=scale, size=(n_worlds, n_states)))
            compare(transition, rewards)
            compare(transition.float(), rewards.float())
            compare(transition[0], rewards[0])
            compare(transition[-1].float(), rewards[-1].float())
    transition = torch.tensor(rng.dirichlet(np.ones(4), size=(4, 4)))
    rewards = torch.tensor(rng.normal(size=(4, 8)))
    compare(transition[::2], rewards[1::2, ::2])
    compare(transition.transpose(0, 1), rewards[:, 4:].T)
    compare(transition[2].expand(5, 4, 4), rewards[:, 3].expand(5, 4))
    compare(torch.eye(3).expand(2, 3, 3), torch.tensor([[1.0, 2.0, 3.0], [4, 5, 7]]))
    worlds, pays = transition.clone(), rewards[:, :4].clone()
    compare(worlds, pays)
    worlds[1], pays[1] = worlds[3].flip(0), pays[3].flip(0)
    compare(worlds, pays)  # the caller's numbers are others now
    for one in (torch.eye(3), torch.ones(1, 1)):
        pay = torch.arange(1.0, 1.0 + len(one))
        with checks.unchanged(transition=one, rewards=pay):
            for found in checks.attempt(two_moves, one, pay):
                found.fill_(-1.0)  # somebody writes into the results
        compare(one, pay)
    for transition, rewards in ((worlds, pays), (worlds[0], pays[0]), (one, pay)):
        checks.true(
            "the results are new tensors",
            checks.returns_new_tensors(two_moves, transition, rewards),
            thought="Are both new tensors at each call, which share no memory?",
        )


# %% [markdown]
# ## Brackets save work
#
# How far ahead can you look? The expected reward $n$ moves ahead is $P^n r$, where $P^n = P P \cdots P$ with $n$ factors. By Lemma 1 you may
# set the brackets as you like. From the left, $\big((P P) P \cdots\big) r$, all but the last product are products of two $S$ by $S$ matrices,
# $S^3$ multiplications each. From the right, $P \big(\cdots P (P r)\big)$, each product is a matrix with a vector, $S^2$ each:
#
# $$\text{left: } (n - 1)\, S^3 + S^2, \qquad \text{right: } n\, S^2 .$$
#
# **Predict** the ratio for $S = 200$ states and $n = 20$ moves. The next cell counts, and compares the results over five random worlds.


# %% tags=["demo", "nbval-check-output"]
def random_world(n_states: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a transition matrix ``[S, S]`` and rewards ``[S]``, float64."""
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.full(n_states, 0.1), size=n_states)
    return torch.tensor(rows), torch.tensor(rng.normal(size=n_states))


def counted(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, int]:
    """Return a product, and how many multiplications it takes."""
    return a @ b, a.numel() * (b.numel() // b.shape[0])


def show_brackets(n_states: int, n_moves: int) -> None:
    """Compute the reward that is expected many moves ahead in two ways, and count."""
    for seed in range(5):
        transition, rewards = random_world(n_states, seed)
        matrix, vector, from_left, from_right = transition, rewards, 0, 0
        for _ in range(n_moves - 1):
            matrix, count = counted(matrix, transition)
            from_left += count
        left, count = counted(matrix, rewards)
        from_left += count
        for _ in range(n_moves):
            vector, count = counted(transition, vector)
            from_right += count
        assert torch.allclose(left, vector, rtol=0, atol=1e-12)
        assert from_left == (n_moves - 1) * n_states**3 + n_states**2
        assert from_right == n_moves * n_states**2
        if seed == 0:
            print(f"from the left:  {from_left:11,} multiplications")
            print(
                f"from the right: {from_right:11,}, {from_left / from_right:.0f} "
                "times fewer"
            )


show_brackets(n_states=200, n_moves=20)

# %% [markdown]
# The results agree to rounding, and one of them took 190 times fewer multiplications. Whenever a chain of products ends in a vector, start at
# the vector. Part 3.5 does so with gradients, and Part 4.6 with values.
#
# There is a second vector that a chain may begin with. Let $d$ hold the probabilities of where the robot is *now*. Then $d P$ says where it
# will be in an hour, and $d\, P^n r$, a plain number, what it will earn $n$ hours from now. **Predict**: you can push the probabilities forward,
# $(d P \cdots P)\, r$, or pull the rewards back, $d\, (P \cdots P r)$. Which of the two is right?


# %% tags=["demo", "nbval-check-output"]
def show_two_ways() -> None:
    """Push probabilities forward and pull rewards back, in many worlds."""
    for seed in range(6):
        transition, rewards = random_world(8, seed)
        start = torch.tensor(np.random.default_rng(seed + 100).dirichlet(np.ones(8)))
        forward, back, wrong = start, rewards, start
        for _ in range(3):
            forward = forward @ transition
            back = transition @ back
            wrong = transition @ wrong
        assert torch.isclose(forward @ rewards, start @ back, rtol=0, atol=1e-13)
        assert torch.isclose(forward.sum(), torch.ones_like(forward.sum()))
        assert (wrong.sum() - 1).abs() > 0.001
        assert not torch.isclose(wrong @ rewards, start @ back, rtol=0, atol=1e-3)
    where, worth = torch.tensor([1.0, 0.0, 0.0]), EARNINGS
    for hour in range(1, 4):
        where, worth = where @ ROBOT, ROBOT @ worth
        print(f"hour {hour}: forward {where @ EARNINGS:+.4f}, back {worth[0]:+.4f}")


show_two_ways()

# %% [markdown]
# Both, by Lemma 1. (The cell checks it in six random worlds, and that a product on the wrong side, $P d$, is no distribution any
# more.) Pushing forward answers the question for one start. Pulling back answers it for *all* starts at once: entry $i$ of
# $P P r$ belongs to a start in state $i$. When values are computed in module 4, they are pulled back.

# %% [markdown]
# ## A layer, and its strange `.T`
#
# A linear value function is a dot product of an observation with weights, $\hat v(x) = w \cdot x$ (Part 1.3). For a whole batch, one
# observation a row, all values are one product: $X w$.
#
# A **layer** of a network computes several such numbers at once, say one for each action. Its weights $W$ have one row for each *output*, so a
# single observation $x$ gives $W x + b$. For a batch, the observations would have to be the columns: $W X^\top$, with one column for each
# result. We want rows again, so we transpose, and by Lemma 2
#
# $$(W X^\top)^\top = X\, W^\top, \qquad \text{that is} \qquad Y = X\, W^\top + b .$$
#
# That is the convention of PyTorch's `nn.Linear`, and of this course: **rows are examples, weights have the shape (outputs, inputs), and a layer
# is `x @ W.T + b`**. Other libraries store the transpose of $W$ and write `x @ W`; Keras does (Part 0.4). Both are fine. Mixing them is not.
#
# **Predict** the shape of each line before you run the cell.


# %% tags=["demo", "nbval-check-output"]
def show_layer() -> None:
    """Compute a layer in four ways, for batches drawn by several seeds."""
    for seed in range(5):
        rng = np.random.default_rng(seed)
        x = torch.tensor(rng.normal(size=(64, 4)))
        w, b = torch.tensor(rng.normal(size=(2, 4))), torch.tensor(rng.normal(size=2))
        ways = {
            "nn.functional.linear(x, w, b)": nn.functional.linear(x, w, b),
            "x @ w.T + b": x @ w.T + b,
            "(w @ x.T + b[:, None]).T": (w @ x.T + b[:, None]).T,
            "stack of w @ x[k] + b": torch.stack([w @ x[k] + b for k in range(64)]),
        }
        for expression, y in ways.items():
            assert torch.allclose(y, ways["x @ w.T + b"], rtol=0, atol=1e-12)
            if seed == 0:
                print(f"{expression:30} {tuple(y.shape)}")
        assert torch.allclose(ways["x @ w.T + b"][:, 1], x @ w[1] + b[1])
        square, other = torch.tensor(rng.normal(size=(2, 4, 4)))
        assert torch.allclose((square @ other).T, other.T @ square.T)  # Lemma 2
        assert not torch.allclose((square @ other).T, square.T @ other.T, atol=0.1)


show_layer()

# %% [markdown]
# All four agree. Column $a$ of the result is the linear value function with row $a$ of $W$. And the order matters: for square matrices, the wrong one,
# $A^\top B^\top$, has the right shape and, as the cell checks, the wrong numbers.

# %% [markdown]
# ## Exercise 3: a whole family of layers
#
# *Medium, about 10 minutes.* Agents that want to know how sure they are keep several networks, the **members** of an ensemble, and see whether they
# agree. Compute one layer of all members on a whole batch, without a loop:
#
# $$Y_m = X_m\, W_m^\top + b_m \qquad \text{for each member } m .$$
#
# `weights` has the shape `(members, n_out, n_in)`, `biases` `(members, n_out)`. The observations come in one of two shapes: `(batch, n_in)`, the
# same for all members, or `(members, batch, n_in)`, a batch of its own for each. The result is `(members, batch, n_out)`.
#
# Take the observations `[[1, 2], [0, 1]]`, two members with the weights `[[1, 0]]` and `[[0, 3]]`, and the biases `[0.5]` and `[-1]`. The result
# is `[[[1.5], [0.5]], [[5], [2]]]`.
#
# - No `for`, no `while`, no comprehension, no recursion, and nothing that calls a function again and again (`map`, `vmap`, `np.vectorize`). The
#   tests look for these in your text, and they measure time: with 200 members, your function must take less than the time of a loop with one
#   small subtraction for each; with a batch of 4000 observations, less than a fifth.
# - The lengths `members`, `batch`, `n_in` and `n_out` may be equal. There may be a single member, and a batch without an observation.
# - The result is a new tensor with the dtype of the arguments, which stay as they are.
#
# <details><summary>Hint</summary>
#
# Write the shapes beside each other: `(batch, n_in)` and `(members, n_in, n_out)`. Which two axes of `weights` have to change places? Then write
# the shape of the product above that of `biases`, aligned at the right: which length has to be 1, so that it stretches over the batch?
#
# </details>


# %%
def check_all_at_once(
    answer: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
) -> None:
    """Check that an answer leaves the loops to PyTorch. (The tests call this.)"""
    thought = "Does PyTorch go through members and batch, without a loop of any kind?"
    loops = checks.goes_one_by_one(answer) or checks.hands_over_a_function(answer)
    checks.true("an answer without a loop", not loops, thought=thought)
    for members, batch, factor in ((200, 2, 1), (2, 4000, 5)):
        x, w = torch.full((batch, 2), 0.5), torch.full((members, 2, 2), 0.5)
        n_rounds, biases = max(members, batch), torch.ones(members, 2)
        checks.true(
            f"less time than a loop takes, for {members} members, batch {batch}",
            checks.beats_a_loop(answer, x, w, biases, n_rounds=n_rounds, factor=factor),
            thought=thought,
        )


# %% exercise="family_layer" task=1
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    """Return the outputs of one layer of every member of an ensemble.

    Args:
        observations: Shape ``[batch, n_in]``, for all members, or
            ``[members, batch, n_in]``; float32 or float64, on the CPU; ``batch`` may be
            0, all other lengths are at least 1.
        weights: Shape ``[members, n_out, n_in]``, dtype of ``observations``.
        biases: Shape ``[members, n_out]``, dtype of ``observations``.

    Returns:
        Outputs, a new tensor of shape ``[members, batch, n_out]``, dtype of the
        arguments.
    """
    # BEGIN SOLUTION
    return observations @ weights.mT + biases[:, None, :]  # [members, batch, n_out]
    # END SOLUTION


# %% test="family_layer" points=1
def test_family_layer() -> None:
    two = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
    square = torch.tensor([[[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [5.0, 0.0]]])
    for what, observations, weights, biases, expected in (
        (
            "the example",
            two,
            torch.tensor([[[1.0, 0.0]], [[0.0, 3.0]]]),
            torch.tensor([[0.5], [-1.0]]),
            [[[1.5], [0.5]], [[5.0], [2.0]]],
        ),
        (
            "two outputs, two inputs, two members, a batch of two",
            two,
            square,
            torch.tensor([[10.0, 20.0], [30.0, 40.0]]),
            [[[15.0, 31.0], [12.0, 24.0]], [[32.0, 45.0], [31.0, 40.0]]],
        ),
        (
            "batches of their own",
            torch.stack([two, 10 * two]),
            square,
            torch.tensor([[10.0, 20.0], [30.0, 40.0]]),
            [[[15.0, 31.0], [12.0, 24.0]], [[50.0, 90.0], [40.0, 40.0]]],
        ),
        (
            "one member, three outputs",
            two[:1],
            torch.tensor([[[1.0, 1.0], [0.0, 1.0], [2.0, 0.0]]]),
            torch.tensor([[0.0, 1.0, 2.0]]),
            [[[3.0, 3.0, 4.0]]],
        ),
    ):
        with checks.unchanged(
            observations=observations, weights=weights, biases=biases
        ):
            found = checks.attempt(family_layer, observations, weights, biases)
        found = checks.tensor(
            f"the result for {what}",
            found,
            shape=(len(weights), observations.shape[-2], weights.shape[1]),
            dtype=weights.dtype,
            thought="Members, batch, outputs, in this order.",
        )
        checks.close(
            f"the result for {what}",
            found,
            expected,
            thought="Does each member meet its own weights, transposed, and its own "
            "biases?",
        )
    check_all_at_once(family_layer)


# %% hidden="family_layer" points=2
def hidden_family_layer() -> None:
    def compare(
        observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
    ) -> torch.Tensor:
        with checks.unchanged(
            observations=observations, weights=weights, biases=biases
        ):
            found = checks.attempt(family_layer, observations, weights, biases)
        members, n_out, _ = weights.shape
        found = checks.tensor(
            "the outputs",
            found,
            shape=(members, observations.shape[-2], n_out),
            dtype=weights.dtype,
            thought="Are shape and dtype right for any lengths, an empty batch too?",
        )
        x = observations.double().numpy()
        x = np.array([x] * members) if x.ndim == 2 else x
        w, b = weights.double().numpy(), biases.double().numpy()
        terms = x[:, :, None, :] * w[:, None, :, :]  # [members, batch, n_out, n_in]
        expected = terms.sum(axis=3) + b[:, None, :]
        size = np.abs(terms).sum(axis=3) + np.abs(b[:, None, :])
        digits = 2e-6 if weights.dtype == torch.float32 else 1e-13
        checks.true(
            "the outputs",
            bool((np.abs(checks.to_array(found) - expected) <= digits * size).all()),
            thought="Does each member meet its own observations, weights and biases, "
            "whichever lengths are equal, and with all digits?",
        )
        return found

    rng = np.random.default_rng(63)

    def draw(*shape: int) -> torch.Tensor:
        return torch.tensor(rng.normal(scale=3.0, size=shape))

    for members, batch, n_in, n_out in (
        (1, 1, 1, 1),
        (2, 2, 2, 2),
        (5, 5, 5, 5),
        (3, 5, 4, 2),
        (4, 4, 3, 2),
        (4, 3, 4, 2),
        (4, 3, 2, 4),
        (2, 4, 4, 3),
        (2, 4, 3, 4),
        (2, 4, 3, 3),
        (1, 6, 2, 3),
        (6, 1, 3, 2),
        (3, 4, 1, 2),
        (3, 4, 2, 1),
        (3, 0, 4, 2),
        (50, 20, 7, 3),
    ):
        w, b = draw(members, n_out, n_in), draw(members, n_out)
        for x in (draw(batch, n_in), draw(members, batch, n_in)):
            compare(x, w, b)
            compare(x.float(), w.float(), b.float())
            compare(x, 1e-6 * w, 1e-6 * b)
    x, w, b = draw(6, 8), draw(4, 6, 8), draw(6, 4)
    compare(x[::2, ::2], w[:, 1::2, 1::2], b.T[:, 3:])
    compare(w.transpose(1, 2), draw(4, 3, 6), b[:3].T)
    compare(w[1].expand(4, 6, 8), w, b.T)
    compare(x, w[:1].expand(3, 6, 8), b[0, 0].expand(3, 6))
    own = draw(4, 5, 8)
    for _ in range(2):
        found = compare(own, w, b.T)
        with checks.unchanged(observations=own, weights=w, biases=b):
            found.fill_(7.0)  # somebody writes into the result
        own *= -2  # the caller's numbers are others now
        w += 1
    checks.true(
        "the result is a new tensor",
        checks.returns_new_tensors(family_layer, own, w, b.T),
        thought="Is it a new tensor at each call?",
    )
    check_all_at_once(family_layer)


# %% [markdown]
# Your layer against a loop over the members. **Predict**: are the results equal? Is one of them faster? (The times differ from
# computer to computer, and from run to run.)


# %% tags=["demo"]
def show_family() -> None:
    """Compare one batched product with a loop over a hundred members."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        x = torch.tensor(rng.normal(size=(32, 8)))
        w, b = torch.tensor(rng.normal(size=(100, 4, 8))), torch.zeros(100, 4).double()
        start = time.perf_counter()
        at_once = family_layer(x, w, b)
        middle = time.perf_counter()
        one_by_one = torch.stack([x @ w[m].T + b[m] for m in range(100)])
        end = time.perf_counter()
        assert torch.allclose(at_once, one_by_one, rtol=0, atol=1e-12)
        print(
            f"at once {1e3 * (middle - start):.2f} ms, "
            f"in a loop {1e3 * (end - middle):.2f} ms"
        )


with checks.demonstration():
    show_family()

# %% [markdown]
# ## Exercise 4: a picture of a transpose
#
# *Medium, about 10 minutes.* Show what a transpose does to the shape and to the data of a matrix. Draw a new figure with two panels side by side
# (a colour bar is welcome): on the left the matrix, on the right its transpose.
#
# - Draw each panel with `imshow`, `matshow` or `pcolormesh`, row 0 on top, column 0 on the left. The cell of row $i$ and column $j$ is centred
#   at $x = j$, $y = i$.
# - One number has one colour in the whole figure. The colour map goes from the smallest entry to the largest.
# - Colour alone is hard to read. Write each entry into its cell, to at least three significant digits: `f"{number:.3g}"` will do.
# - The title of each panel holds the shape of what it shows, as Python prints a tuple: `(2, 3)` on the left, `(3, 2)` on the right.
# - In both panels, the label of $x$ holds the word "column", the label of $y$ the word "row".
#
# For `[[1, 2, 3], [4, 5, 6]]`, the right panel has the rows 1 4, 2 5 and 3 6. The matrix stays as it is.
#
# <details><summary>Hint</summary>
#
# `figure, panels = plt.subplots(1, 2)`, and then the same few lines for `table` and for `table.T`. `axes.text(x, y, ...)` takes the *column*
# first; `ha="center", va="center"` centres the text. Which number is $x$ in the panel of the transpose?
#
# </details>


# %%
def entries_are_written(axes: Axes, matrix: list[list[float]]) -> bool:
    """Whether each cell holds its number as a text. (The tests call this.)"""
    written: list[float] = []
    for text in checks.texts(axes):
        try:
            written.append(float(text.replace("\N{MINUS SIGN}", "-")))
        except ValueError:
            continue  # words, which are welcome
    numbers = np.array(matrix)
    if len(written) != numbers.size or not np.allclose(
        np.sort(written), np.sort(numbers, axis=None), rtol=0.006, atol=1e-12
    ):
        return False
    marks = checks.marks_in_cells(axes, numbers.shape).ravel()
    gaps = np.abs(numbers.ravel()[:, None] - numbers.ravel())
    sizes = np.maximum(np.abs(numbers.ravel())[:, None], np.abs(numbers.ravel()))
    unequal = gaps > 0.011 * sizes  # so far apart that three digits differ
    return bool((marks > 0).all() and (marks[:, None] != marks)[unequal].all())


def share_their_colours(axes: Axes, other: Axes) -> bool:
    """Whether a transpose has the colours of its matrix. (The tests call this.)"""
    colours, turned = checks.colours_in_cells(axes), checks.colours_in_cells(other)
    return np.allclose(colours, turned.transpose(1, 0, 2), rtol=0, atol=0.02)


# %% exercise="transpose_figure" task=3
def transpose_figure(table: torch.Tensor) -> Figure:
    """Draw a matrix and its transpose side by side.

    Args:
        table: Matrix of shape ``[n, m]``, float32, float64 or int64, on the CPU, with
            finite entries, at least two of them different; ``n`` or ``m`` may be 1.

    Returns:
        A new figure with two panels.
    """
    # BEGIN SOLUTION
    figure, panels = plt.subplots(1, 2, figsize=(7.6, 3.6), layout="constrained")
    for axes, matrix in zip(panels, (table, table.T), strict=True):
        n_rows, n_columns = matrix.shape
        axes.imshow(matrix.numpy(), cmap="cividis")
        axes.set(title=f"shape {(n_rows, n_columns)}", xlabel="column", ylabel="row")
        axes.set(xticks=range(n_columns), yticks=range(n_rows))
        axes.grid(visible=False)
        frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        for i, row in enumerate(matrix.tolist()):
            for j, number in enumerate(row):
                look = {"ha": "center", "va": "center", "color": "black", "bbox": frame}
                axes.text(j, i, f"{number:.3g}", **look)
    return figure
    # END SOLUTION


# %% test="transpose_figure" points=1
def test_transpose_figure() -> None:
    for rows in (
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        [[0.25, 0.5], [-0.75, 0.125]],
        [[0.0, 0.0, 7.0]],
    ):
        table = torch.tensor(rows)
        with checks.unchanged(table=table):
            figure = checks.figure_of(
                transpose_figure,
                table,
                n_axes=2,
                arranged="row",
                thought="A new figure: one row of two panels, all axes labelled.",
            )
        panels = checks.panels_of(figure)
        turned = [list(column) for column in zip(*rows, strict=True)]
        shapes = [str((len(rows), len(turned))), str((len(turned), len(rows)))]
        checks.titles(panels, shapes, thought="The shape as Python prints a tuple.")
        for what, axes, matrix in zip(
            ("the matrix", "the transpose"), panels, (rows, turned), strict=True
        ):
            checks.picture(
                what,
                axes,
                matrix,
                limits=(min(map(min, rows)), max(map(max, rows))),
                thought="Row 0 on top; column i of the transpose is row i of the "
                "matrix. Colours go from the smallest entry to the largest.",
            )
            checks.true(
                f"{what}, with each entry written into its cell",
                entries_are_written(axes, matrix),
                thought="axes.text(column, row, ...), with three digits.",
            )
            x = axes.get_xlabel() or figure.get_supxlabel()
            y = axes.get_ylabel() or figure.get_supylabel()
            checks.true(
                f"the labels of {what}",
                "column" in x.lower() and "row" in y.lower(),
                thought="Columns are counted along x, rows along y, in both panels.",
            )
        checks.true(
            "one colour for each number, in both panels",
            share_their_colours(*panels),
            thought="The same colour map in both, as strong, and no blur.",
        )


# %% hidden="transpose_figure" points=2
def hidden_transpose_figure() -> None:
    def look_at(table: torch.Tensor) -> None:
        with checks.unchanged(table=table):
            figure = checks.figure_of(
                transpose_figure,
                table,
                n_axes=2,
                arranged="row",
                thought="A new figure each time, two panels side by side, labelled?",
            )
        panels = checks.panels_of(figure)
        rows = table.tolist()
        turned = [list(column) for column in zip(*rows, strict=True)]
        n, m = len(rows), len(turned)
        checks.titles(
            panels,
            [str((n, m)), str((m, n))],
            thought="Does each title hold its shape?",
        )
        for axes, matrix in zip(panels, (rows, turned), strict=True):
            n_rows, n_columns = len(matrix), len(matrix[0])
            checks.picture(
                "a panel",
                axes,
                matrix,
                limits=(min(map(min, rows)), max(map(max, rows))),
                thought="Is every entry at its row and column, row 0 on top? Do the "
                "colours go from the smallest entry to the largest?",
            )
            checks.true(
                "the numbers in the cells",
                entries_are_written(axes, matrix),
                thought="Does each cell hold its own number, to three digits?",
            )
            checks.in_view(
                "a panel",
                axes,
                x=[-0.4, n_columns - 0.6],
                y=[-0.4, n_rows - 0.6],
                thought="Is every cell in view, centred at its column and row?",
            )
            x = axes.get_xlabel() or figure.get_supxlabel()
            y = axes.get_ylabel() or figure.get_supylabel()
            checks.true(
                "the labels",
                "column" in x.lower() and "row" in y.lower(),
                thought="Do the labels say along which axis rows and columns run?",
            )
        checks.true(
            "the colours",
            share_their_colours(*panels),
            thought="Does one number have one colour in both panels?",
        )

    rng = np.random.default_rng(64)
    for n, m in ((2, 3), (4, 1), (3, 3)):
        spots = torch.tensor(rng.integers(0, 2, size=(n, m)))
        spots[0, 0], spots[-1, -1] = 0, 1
        look_at(spots)
    for n, m in ((3, 2), (1, 5), (3, 3)):
        look_at(torch.tensor(rng.permutation(n * m).reshape(n, m) - 3).double())
    look_at(torch.tensor(300 * rng.permutation(35).reshape(5, 7) - 3000))
    one = torch.zeros(3, 4)
    one[0, 3] = -2.5
    look_at(one)
    wide = torch.tensor(rng.permutation(48).reshape(6, 8) / 64)
    look_at(wide[::2, 1::3])
    look_at(123.0 * wide[:3, :2].float().T + 1000.0)
    look_at(1e-4 * wide[:2, :2])


# %% [markdown]
# As long as it is not flat, the robot works. The two upper rows of its matrix say where a working robot will be in an hour. **Predict**: which
# shape has the transpose of these two rows? What does row 2 of it say, and do its entries sum to 1?


# %% tags=["demo"] alt="Two pictures of coloured cells with numbers. Left, shape (2, 3): rows 0.5 0.5 0 and 0 0.5 0.5. Right, shape (3, 2): rows 0.5 0, 0.5 0.5 and 0 0.5."
def show_transpose() -> None:
    """Draw two rows of the robot's matrix and their transpose, and sum the rows."""
    working = ROBOT[:2]
    transpose_figure(working)
    plt.show()
    for name, matrix in (("matrix", working), ("transpose", working.T)):
        print(f"the rows of the {name:9} sum to", matrix.sum(dim=1).tolist())
    assert torch.equal(working.sum(dim=1), torch.ones(2))
    assert working.T.sum(dim=1).tolist() == [0.5, 1.0, 0.5]
    where = torch.tensor([0.2, 0.3, 0.5])
    assert torch.allclose(where @ ROBOT, ROBOT.T @ where)  # Lemma 2
    assert not torch.allclose(where @ ROBOT, ROBOT @ where, atol=0.01)


with checks.demonstration():
    show_transpose()

# %% [markdown]
# Row 2 of the transpose is column 2 of the matrix. It says from where a working robot *becomes* flat. Its entries come from different rows of the
# matrix, each of which sums to 1, but together they need not. (Books that write probabilities as columns use $P^\top$ throughout: by
# Lemma 2, $d P$ written as a column is $P^\top d$. The cell checks that, too.)

# %% [markdown]
# ## When the shapes do not fit
#
# A colleague writes the layer of a small agent for the cart: four features, two actions. It fails.


# %% tags=["demo", "nbval-check-output"]
def show_mismatch() -> None:
    """Print what PyTorch says of a layer without its transpose."""
    observations = torch.ones(64, 4)  # 64 observations, one a row
    weights = torch.ones(2, 4)  # one row for each action
    bias = torch.zeros(2)
    try:
        print(observations @ weights + bias)
        raise AssertionError("PyTorch must refuse inner lengths that differ")
    except RuntimeError as error:
        print(error)


show_mismatch()

# %% [markdown]
# ## Exercise 5: judge six mends
#
# *Easy, about 5 minutes.* Six colleagues mend the line, each in another way:
#
# ```python
# A: q = observations @ weights.reshape(4, 2) + bias
# B: q = weights @ observations.T + bias[:, None]
# C: q = observations @ weights.T + bias
# D: q = weights @ observations.T + bias
# E: q = (observations[:, None, :] * weights).sum(dim=2) + bias
# F: q = (weights @ observations.T).reshape(64, 2) + bias
# ```
#
# Judge them before you run anything. Return a dictionary with the keys `"A"` to `"F"`, and one of four verdicts for each:
#
# - `"error"`: PyTorch refuses;
# - `"wrong shape"`: there is a result, but its shape is not (64, 2), one row for each observation;
# - `"wrong numbers"`: the shape is (64, 2), but with random numbers the values are not those of the layer;
# - `"right"`: shape and values are those of the layer, for any numbers.
#
# The line that failed would be judged `"error"`. The visible test tells you about C alone. When you have written down all six, try them in a
# cell of your own, with random numbers, and correct what you got wrong.
#
# <details><summary>Hint</summary>
#
# Write the shape under each part of a line, from the inside out. Where the shape is (64, 2) in the end, compute one entry by hand: which
# numbers should meet in `q[0, 1]`, and which do?
#
# </details>


# %% exercise="judged_mends" task=4
def judged_mends() -> dict[str, str]:
    """Judge the mends A to F.

    Returns:
        For each of the six letters one of "error", "wrong shape", "wrong numbers" and
        "right".
    """
    # BEGIN SOLUTION
    return {
        "A": "wrong numbers",  # reads the eight weights on in rows of two
        "B": "wrong shape",  # the transpose of the layer's output, (2, 64)
        "C": "right",
        "D": "error",  # (2, 64) + (2,)
        "E": "right",  # (64, 1, 4) * (2, 4), summed over the features
        "F": "wrong numbers",  # reads (2, 64) on in rows of two
    }
    # END SOLUTION


# %% test="judged_mends" points=1
def test_judged_mends() -> None:
    thought = "A dictionary with the keys A to F, in capitals."
    verdicts = checks.instance(
        "the result", checks.attempt(judged_mends), dict, thought=thought
    )
    checks.equal("the keys", set(verdicts), set("ABCDEF"), thought=thought)
    words = ["error", "right", "wrong numbers", "wrong shape"]
    checks.true(
        "the verdicts",
        all(verdict in words for verdict in verdicts.values()),
        thought="Each is one of: " + ", ".join(words) + ".",
    )
    checks.equal(
        "the verdict on C",
        verdicts["C"],
        "right",
        thought="(64, 4) @ (4, 2): features meet features.",
    )


# %% hidden="judged_mends" points=2
def hidden_judged_mends() -> None:
    thought = "Is it a dictionary with the keys A to F?"
    verdicts = checks.instance(
        "the result", checks.attempt(judged_mends), dict, thought=thought
    )
    checks.equal("the keys", set(verdicts), set("ABCDEF"), thought=thought)
    rng = np.random.default_rng(65)
    x, w = torch.tensor(rng.normal(size=(64, 4))), torch.tensor(rng.normal(size=(2, 4)))
    b = torch.tensor(rng.normal(size=2))
    layer = [
        [
            sum(s * t for s, t in zip(row, own, strict=True)) + c
            for own, c in zip(w.tolist(), b.tolist(), strict=True)
        ]
        for row in x.tolist()
    ]
    for name, mend in {
        "A": lambda: x @ w.reshape(4, 2) + b,
        "B": lambda: w @ x.T + b[:, None],
        "C": lambda: x @ w.T + b,
        "D": lambda: w @ x.T + b,
        "E": lambda: (x[:, None, :] * w).sum(dim=2) + b,
        "F": lambda: (w @ x.T).reshape(64, 2) + b,
    }.items():
        try:
            q = mend()
        except RuntimeError:
            expected = "error"
        else:
            expected = "wrong shape"
            if q.shape == (64, 2):
                is_right = np.allclose(q.numpy(), layer)
                expected = "right" if is_right else "wrong numbers"
        checks.equal(
            f"the verdict on {name}",
            verdicts[name],
            expected,
            thought=f"Have you tried {name} with random numbers in a cell of your own?",
        )


# %% [markdown]
# ## Exercise 6: explain it
#
# *Written answer, about 5 minutes.* Explain to the colleague, in about six sentences:
#
# 1. What do the four numbers in the message stand for? Which two of them had to be equal, and what do these two mean here?
# 2. Later in the program, `q.argmax(dim=1)` chooses an action for each observation. What would the agent do with mend A, what with mend B, and
#    why does no error warn it at this line?
# 3. Another agent has four features and *four* actions. Somebody forgets the `.T` again. What happens? Name a check that would find it.

# %% [markdown] answer="mend_the_mismatch" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** The left matrix has 64 rows (observations) and 4 columns (features), the right one 2 rows (actions) and 4 columns
# (features). The columns of the left meet the rows of the right, so 4 and 2 had to be equal: features would have met actions. `weights.T` is
# 4 by 2, and lets features meet features. With A, `q` has the right shape, but `reshape` reads the eight weights on in rows of two, so each
# value mixes the weights of both actions, and the agent follows numbers that mean nothing. With B, `q` holds the right numbers as
# (2, 64), so `argmax(dim=1)` runs over the observations: it returns two numbers of observations in place of 64 actions. In both cases all shapes fit, and shapes are all that
# PyTorch compares. With four features and four actions, `observations @ weights` has the right shape and raises nothing, but values action
# $a$ by column $a$ of the weights where it should be row $a$. A look at the shape cannot find that. A look at an entry does: `q[3, 1]` has to
# be `observations[3] @ weights[1] + bias[1]`, with unequal weights. So does a test with unequal numbers of features and actions.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Names rows and columns of both sides, and that the inner 4 (features) and 2 (actions) had to be equal.
# - A: right shape, mixed weights, wrong choices; B: the transpose, so that `argmax(dim=1)` runs over observations; PyTorch compares lengths only.
# - In the square case there is no error and there are wrong numbers; names a check of *entries*, or one with unequal lengths.
# ### END SOLUTION

# %% [markdown]
# ## Summary and outlook
#
# - $(A B)_{ik}$ is row $i$ of $A$ times column $k$ of $B$. Inner lengths meet and vanish, outer ones stay.
# - `P @ P` adds up the ways over the state in between: from charged to flat in two hours with probability 0.25. `P * P` is another question.
# - Brackets may be moved, $(A B) C = A (B C)$: 20 moves ahead in 200 states, starting at the vector took 190 times fewer multiplications.
# - $(A B)^\top = B^\top A^\top$, and hence `x @ W.T + b` for rows that are examples.
# - `@` multiplies the last two axes and stretches the others. A batch of vectors needs an axis of length 1, or it is read as a matrix.
# - If shapes do not fit, ask what each axis *means*. A transpose puts it right; a reshape only silences the error.
#
# **Next**: Part 1.7 turns dot products into lengths and angles, and Part 1.8 asks what a matrix does to a picture. In Part 4.6 `P @ v` is the
# heart of the Bellman equation, and the layer of this part returns in every network.
#
# **Further reading**: section 2.4 of Strang looks at one product in several ways; section 9.4 of Sutton and Barto, how far agents get with $X w$. The page
# "torch.matmul" has the rules for batches in full.
