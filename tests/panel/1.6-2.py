# %% right="product_by_hand" why="textbook triple loop over a zero matrix"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"a has {m} columns, but b has {m2} rows")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c

# %% right="product_by_hand" why="own helper called dot, and a variable called inner"
def dot(row, column):
    total = 0
    for x, y in zip(row, column):
        total = total + x * y
    return total


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    outer_left, inner = a.shape
    other_inner, outer_right = b.shape
    if inner != other_inner:
        raise ValueError("inner lengths differ: %d and %d" % (inner, other_inner))
    result = torch.zeros((outer_left, outer_right), dtype=a.dtype)
    for i in range(outer_left):
        for k in range(outer_right):
            result[i, k] = dot(a[i, :], b[:, k])
    return result

# %% right="product_by_hand" why="sum of column-times-row layers, one for each inner index, by broadcasting"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.size(1) != b.size(0):
        raise ValueError(f"cannot multiply: {a.size(1)} != {b.size(0)}")
    c = a.new_zeros(a.size(0), b.size(1))
    for j in range(a.size(1)):
        c = c + a[:, j : j + 1] * b[j : j + 1, :]
    return c

# %% right="product_by_hand" why="plain Python lists, a nested comprehension with zip, then reshape for the empty cases"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    (n, m), (q, p) = a.shape, b.shape
    if m != q:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit")
    rows = a.tolist()
    columns = [[line[k] for line in b.tolist()] for k in range(p)]
    numbers = [
        [sum(x * y for x, y in zip(row, column)) for column in columns] for row in rows
    ]
    return torch.tensor(numbers, dtype=a.dtype).reshape(n, p)

# %% right="product_by_hand" why="one loop over the rows, each row a weighted sum of the rows of b"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        message = "Inner lengths must be equal, found "
        message += str(a.shape[1]) + " and " + str(b.shape[0])
        raise ValueError(message)
    answer = torch.empty(len(a), b.shape[1], dtype=b.dtype)
    for number, row in enumerate(a):
        answer[number] = (row[:, None] * b).sum(dim=0)
    return answer

# %% right="product_by_hand" why="numpy detour with np.ndindex"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    left, right = a.numpy(), b.numpy()
    if left.shape[1] != right.shape[0]:
        raise ValueError(f"{left.shape[1]} columns meet {right.shape[0]} rows")
    out = np.zeros((left.shape[0], right.shape[1]), dtype=left.dtype)
    for i, k in np.ndindex(*out.shape):
        out[i, k] = np.sum(left[i] * right[:, k])
    return torch.from_numpy(out)

# %% right="product_by_hand" why="torch.outer (which only multiplies) added up in a loop, in place on the own result"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if rows != m:
        raise ValueError(f"{m} is not {rows}")
    matrix = torch.zeros([n, p], dtype=a.dtype)
    for column, row in zip(a.T, b):
        matrix += torch.outer(column, row)
    return matrix

# %% right="product_by_hand" why="divide and conquer over the inner axis, with a comprehension over the two halves"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = a.shape[1]
    if m != b.shape[0]:
        raise ValueError(f"inner lengths {m} and {b.shape[0]} are not the same")
    if m == 0:
        return torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    if m == 1:
        return a * b
    h = m // 2
    parts = [
        product_by_hand(a[:, piece], b[piece]) for piece in (slice(0, h), slice(h, m))
    ]
    return parts[0] + parts[1]

# %% right="product_by_hand" why="a small class that holds rows and columns, itertools.product over the entries"
from itertools import product as pairs


class Meeting:
    """Rows of the one matrix, columns of the other."""

    def __init__(self, mat, other):
        self.mat = mat
        self.other = other

    def fits(self):
        return self.mat.shape[1] == self.other.shape[0]

    def entry(self, i, k):
        return torch.sum(torch.mul(self.mat[i], self.other[:, k]))

    def table(self):
        size = (self.mat.shape[0], self.other.shape[1])
        filled = torch.zeros(size, dtype=self.mat.dtype)
        for i, k in pairs(range(size[0]), range(size[1])):
            filled[i, k] = self.entry(i, k)
        return filled


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    meeting = Meeting(a, b)
    if not meeting.fits():
        raise ValueError(f"a row of {a.shape[1]} cannot meet a column of {b.shape[0]}")
    return meeting.table()

# %% right="product_by_hand" why="columns in a comprehension, stacked, with the case of no columns apart"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, inner = a.shape
    inner_b, p = b.shape
    if inner - inner_b:
        raise ValueError(f"inner lengths: {inner} (a) versus {inner_b} (b)")
    if p == 0:
        return torch.zeros(n, 0, dtype=a.dtype)
    return torch.stack([(a * b[:, k]).sum(dim=1) for k in range(p)], dim=1)

# %% right="product_by_hand" why="while loops and a running scalar tensor, clumsy"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if int(a.shape[1]) != int(b.shape[0]):
        raise ValueError(
            "The matrix a has {} columns and b has {} rows".format(
                a.shape[1], b.shape[0]
            )
        )
    result = torch.zeros(a.shape[0], b.shape[1]).to(a.dtype)
    i = 0
    while i < a.shape[0]:
        k = 0
        while k < b.shape[1]:
            mm = torch.tensor(0, dtype=a.dtype)
            j = 0
            while j < a.shape[1]:
                mm = mm + a[i, j] * b[j, k]
                j += 1
            result[i][k] = mm
            k += 1
        i += 1
    return result

# %% right="product_by_hand" why="trace of an outer product for each entry: outer multiplies, trace adds; filled by flat index"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[-1] != b.shape[-2]:
        raise ValueError(f"{a.shape[-1]} and {b.shape[-2]} differ")
    p = b.shape[1]
    flat = torch.zeros(a.shape[0] * p, dtype=a.dtype)
    for entry in range(len(flat)):
        i, k = divmod(entry, p)
        flat[entry] = (a[i][:, None] * b[:, k][None, :]).diagonal().sum()
    return flat.view(a.shape[0], p)

# %% wrong="product_by_hand" why="whole numbers stay exact: adds up in float32 and casts at the end, so ints beyond 2**24 (and digits of float64) are lost"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    if m != b.shape[0]:
        raise ValueError(f"{m} columns, {b.shape[0]} rows")
    c = torch.zeros(n, b.shape[1])
    for i in range(n):
        for k in range(b.shape[1]):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c.to(a.dtype)

# %% wrong="product_by_hand" why="whole numbers stay exact: goes through float64, so int64 beyond 2**53 is rounded"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} columns, {b.shape[0]} rows")
    left, right = a.double(), b.double()
    c = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float64)
    for j in range(a.shape[1]):
        c += left[:, j, None] * right[j]
    return c.to(a.dtype)

# %% wrong="product_by_hand" why="if the inner lengths differ, raise: an early return for empty matrices comes first, so (2, 0) and (3, 2) give zeros instead of a ValueError"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.numel() == 0 or b.numel() == 0:
        return torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c

# %% wrong="product_by_hand" why="the columns run to n instead of p: with p > n the last columns stay 0, with p < n an IndexError"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    if m != b.shape[0]:
        raise ValueError(f"{m} columns meet {b.shape[0]} rows")
    c = torch.zeros(n, b.shape[1], dtype=a.dtype)
    for i in range(n):
        for k in range(n):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c

# %% wrong="product_by_hand" why="any length may be 0: without rows, torch.tensor([]) has the shape (0,) instead of (0, p)"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return torch.tensor(
        [
            [sum((a[i, j] * b[j, k]).item() for j in range(a.shape[1])) for k in range(b.shape[1])]
            for i in range(a.shape[0])
        ],
        dtype=a.dtype,
    )

# %% wrong="product_by_hand" why="any length may be 0: torch.stack of no rows is an error for n = 0"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return torch.stack([(row[:, None] * b).sum(dim=0) for row in a])

# %% wrong="product_by_hand" why="float64 keeps its digits: each entry is rounded to six places"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} != {m2}")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            c[i, k] = round(sum(x * y for x, y in zip(a[i].tolist(), b[:, k].tolist())), 6)
    return c

# %% wrong="product_by_hand" why="dtype of both matrices: torch.tensor of floats is float32 also for float64 (and zeros float32 for empty ints)"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} != {m2}")
    if 0 in (n, m, p):
        return torch.zeros(n, p)
    columns = b.T.tolist()
    return torch.tensor([[sum(x * y for x, y in zip(row, col)) for col in columns] for row in a.tolist()])

# %% wrong="product_by_hand" why="not the product from the second call with the same shapes on: the zeros are cached, and added to again"
from functools import lru_cache


@lru_cache
def empty_result(shape, other, dtype):
    return torch.zeros(shape[0], other[1], dtype=dtype)


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"{m} != {rows}")
    c = empty_result(a.shape, b.shape, a.dtype)
    for i in range(n):
        for k in range(p):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c

# %% wrong="product_by_hand" why="no loop or comprehension of its own: one broadcast product, summed"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return (a[:, :, None] * b[None, :, :]).sum(dim=1)

# %% wrong="product_by_hand" why="nothing ready-made that multiplies and adds up: operator.matmul under another name, row by column"
from operator import matmul as added_up


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"{m} != {rows}")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            c[i, k] = added_up(a[i], b[:, k])
    return c

# %% wrong="product_by_hand" why="nothing ready-made that multiplies and adds up: row @ matrix inside the loop"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i, row in enumerate(a):
        c[i] = row @ b
    return c

# %% wrong="product_by_hand" why="nothing ready-made that multiplies and adds up: tensordot does both for each entry"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"{m} != {rows}")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            c[i, k] = torch.tensordot(a[i], b[:, k], dims=1)
    return c

# %% wrong="product_by_hand" why="wrong error: PyTorch's RuntimeError is let through (and a length of 1 is stretched)"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c

# %% wrong="product_by_hand" why="the message names the two lengths: it names n and p, the outer ones"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"a matrix with {n} rows does not fit one with {p} columns")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c

# %% wrong="product_by_hand" why="the arguments stay as they are: b is transposed in place and left so when the lengths do not fit"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    columns = b.t_()
    if a.shape[1] != columns.shape[1]:
        raise ValueError(f"{a.shape[1]} and {columns.shape[1]}")
    c = torch.zeros(len(a), len(columns), dtype=a.dtype)
    for i, row in enumerate(a):
        for k, column in enumerate(columns):
            c[i, k] = (row * column).sum()
    b.t_()
    return c

# %% wrong="product_by_hand" why="the ValueError is raised for lengths that fit: it demands that a has the shape of b transposed"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m == rows == 0:
        return torch.zeros(n, p, dtype=a.dtype)
    if (n, m) != (p, rows):
        raise ValueError(f"{m} columns and {rows} rows do not fit")
    c = torch.zeros(n, p, dtype=a.dtype)
    for j in range(m):
        c += a[:, [j]] * b[[j]]
    return c

# %% wrong="product_by_hand" why="nothing ready-made that multiplies and adds up: np.ma.innerproduct is the dot product"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"{m} != {rows}")
    left, right = a.numpy(), b.numpy()
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            c[i, k] = np.ma.innerproduct(left[i], right[:, k]).item()
    return c

# %% wrong="product_by_hand" why="no @: it is hidden in a helper of its own"
def meet(row, column):
    return row @ column


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    rows, p = b.shape
    if m != rows:
        raise ValueError(f"{m} != {rows}")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            c[i, k] = meet(a[i], b[:, k])
    return c

# %% right="two_moves" why="as in the hint: rewards as a column, two products"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    return two, (two @ rewards[..., None])[..., 0]

# %% right="two_moves" why="einsum with an ellipsis, rewards pulled back one move at a time"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = torch.einsum("...ij,...jk->...ik", transition, transition)
    worth = rewards
    for _ in range(2):
        worth = torch.einsum("...ij,...j->...i", transition, worth)
    return two, worth

# %% right="two_moves" why="one world directly, several in a Python loop, stacked"
def one_world(p, r):
    return p.matmul(p), p.mv(p.mv(r))


def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.ndim == 2:
        return one_world(transition, rewards)
    chances = []
    payments = []
    for world in range(transition.shape[0]):
        chance, payment = one_world(transition[world], rewards[world])
        chances.append(chance)
        payments.append(payment)
    return torch.stack(chances), torch.stack(payments)

# %% right="two_moves" why="a single world becomes a batch of one for bmm, and is taken out again"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    alone = transition.dim() == 2
    p = transition.unsqueeze(0) if alone else transition
    r = rewards.unsqueeze(0) if alone else rewards
    pp = torch.bmm(p, p)
    ppr = torch.bmm(pp, r.unsqueeze(2)).squeeze(2)
    if alone:
        pp, ppr = pp.squeeze(0), ppr.squeeze(0)
    return pp, ppr

# %% right="two_moves" why="numpy detour with np.matmul and reshape"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    p, r = transition.numpy(), rewards.numpy()
    pp = np.matmul(p, p)
    ppr = np.matmul(pp, r.reshape(r.shape + (1,))).reshape(r.shape)
    return torch.from_numpy(pp), torch.from_numpy(ppr)

# %% right="two_moves" why="only * and sum: broadcasting over an axis for the state in between"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    first = transition.unsqueeze(-1)  # from, between, 1
    second = transition.unsqueeze(-3)  # 1, between, to
    ways = (first * second).sum(dim=-2)
    expected = (ways * rewards.unsqueeze(-2)).sum(dim=-1)
    return (ways, expected)

# %% right="two_moves" why="matrix_power, and the dot product of each row with the rewards by vecdot"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    twice = torch.linalg.matrix_power(transition, 2)
    return twice, torch.linalg.vecdot(twice, rewards[..., None, :], dim=-1)

# %% right="two_moves" why="calls itself for each world of a batch"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if len(transition.shape) == 3:
        both = [two_moves(p, r) for p, r in zip(transition, rewards, strict=True)]
        return torch.stack([b[0] for b in both]), torch.stack([b[1] for b in both])
    S = len(rewards)
    probabilities = torch.zeros_like(transition)
    for i in range(S):
        for k in range(S):
            for j in range(S):
                probabilities[i, k] += transition[i, j] * transition[j, k]
    expected = torch.zeros_like(rewards)
    for i in range(S):
        expected[i] = (probabilities[i] * rewards).sum()
    return probabilities, expected

# %% right="two_moves" why="one product for both: rewards appended as a last column, then taken apart and copied"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    one_move = transition @ rewards.unsqueeze(-1)
    wide = transition @ torch.cat([transition, one_move], dim=-1)
    return wide[..., :-1].clone(), wide[..., -1].clone()

# %% wrong="two_moves" why="a world may have one state: squeeze takes that axis away as well, so (n, 1) becomes (n,) and (1,) becomes ()"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    worth = (two @ rewards.unsqueeze(-1)).squeeze()
    if transition.dim() == 3 and transition.shape[0] == 1:
        worth = worth.unsqueeze(0)
    return two, worth

# %% wrong="two_moves" why="a world may have one state: a single world of shape (1, 1) is taken for a batch of one"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if len(transition) == 1:  # a batch of one
        p, r = transition[0], rewards[0]
        return (p @ p)[None], (p @ p @ r)[None]
    two = transition @ transition
    if transition.dim() == 2:
        return two, two @ rewards
    return two, torch.bmm(two, rewards[:, :, None])[:, :, 0]

# %% wrong="two_moves" why="dtype as given: the results are written into float32 zeros, also for float64"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    probabilities = torch.zeros(transition.shape)
    expected = torch.zeros(rewards.shape)
    probabilities[...] = transition @ transition
    expected[...] = (transition @ (transition @ rewards[..., None]))[..., 0]
    return probabilities, expected

# %% wrong="two_moves" why="the results share no memory with the arguments: where nothing changes (one state, or P P = P) the argument itself is returned"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    if torch.equal(two, transition):
        two = transition
    worth = (two @ rewards[..., None])[..., 0]
    return two, worth

# %% wrong="two_moves" why="the results share no memory with the arguments: a world of one state returns the arguments"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.shape[-1] == 1:
        return transition, rewards  # it stays where it is
    two = transition @ transition
    return two, (two @ rewards[..., None])[..., 0]

# %% wrong="two_moves" why="P P is rounded to four places, which the examples need; other worlds get wrong numbers"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = torch.round(transition @ transition, decimals=4)
    return two, torch.round((two @ rewards[..., None])[..., 0], decimals=4)

# %% wrong="two_moves" why="stale results: cached by the identity of the tensors, so a world that is changed in place gets its old answer"
import functools


@functools.lru_cache(maxsize=None)
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    return two, (two @ rewards[..., None])[..., 0]

# %% wrong="two_moves" why="as many worlds as states: rewards of shape (n, S) are read as one matrix, then the wrong column is taken (case I)"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    if transition.dim() == 2 or transition.shape[0] == transition.shape[1]:
        return two, two @ rewards
    return two, (two @ rewards[..., None])[..., 0]

# %% wrong="two_moves" why="each world with its own rewards: those of world 0 are used for all worlds"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    r = rewards if rewards.dim() == 1 else rewards[0]
    return two, two @ r

# %% wrong="two_moves" why="the reward after two moves, P P r: only one move is made for the second result"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    return two, (transition @ rewards[..., None])[..., 0]

# %% wrong="two_moves" why="the product is taken entry by entry: P * P instead of P P"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition**2
    return two, (two * rewards.unsqueeze(-2)).sum(dim=-1)

# %% wrong="two_moves" why="the arguments stay as they are: the rewards are overwritten with out=, and the result shares their memory"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = torch.matmul(transition, transition)
    rewards.copy_((two @ rewards[..., None])[..., 0])
    return two, rewards

# %% wrong="two_moves" why="expected reward for each state to begin in: rewards are multiplied on the left, d P instead of P r"
def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    return two, (rewards[..., None, :] @ two)[..., 0, :]

# %% wrong="two_moves" why="arguments stay as they are, results share no memory with them: one buffer for each shape, so two_moves(*two_moves(P, r)) overwrites its own arguments, and earlier results change"
RESULTS = {}


def two_moves(
    transition: torch.Tensor, rewards: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    key = (transition.shape, transition.dtype)
    if key not in RESULTS:
        RESULTS[key] = (torch.empty_like(transition), torch.empty_like(rewards))
    two, worth = RESULTS[key]
    two.copy_(transition @ transition)
    worth.copy_((two @ rewards[..., None])[..., 0])
    return two, worth

# %% right="family_layer" why="the one-liner with .mT and an axis of length 1"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    return observations @ weights.mT + biases[:, None]

# %% right="family_layer" why="einsum, with one formula for each kind of observations"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    if observations.dim() == 2:
        formula = "bi,moi->mbo"
    else:
        formula = "mbi,moi->mbo"
    y = torch.einsum(formula, observations, weights)
    y = y + biases.unsqueeze(1)
    return y

# %% right="family_layer" why="observations expanded to all members, then baddbmm with the biases"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    batch = observations.shape[-2]
    each = observations.expand(members, batch, n_in)
    start = biases.unsqueeze(1).expand(members, batch, n_out)
    return torch.baddbmm(start, each, weights.transpose(1, 2))

# %% right="family_layer" why="only broadcasting: multiply, sum over the inputs, add the biases"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    products = observations[..., :, None, :] * weights[:, None, :, :]
    return products.sum(dim=-1) + biases[:, None, :]

# %% right="family_layer" why="biases as a last input that is always 1"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    ones = torch.ones_like(observations[..., :1])
    longer = torch.cat((observations, ones), dim=-1)
    wider = torch.cat((weights, biases[..., None]), dim=-1)
    return torch.matmul(longer, torch.transpose(wider, -2, -1))

# %% right="family_layer" why="one large nn.functional.linear for a common batch, matmul for batches of their own"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    if observations.ndim == 3:
        return torch.matmul(observations, weights.permute(0, 2, 1)) + biases.reshape(
            members, 1, n_out
        )
    tall = weights.reshape(members * n_out, n_in)
    flat = nn.functional.linear(observations, tall, biases.reshape(members * n_out))
    return flat.reshape(len(observations), members, n_out).permute(1, 0, 2)

# %% right="family_layer" why="numpy detour, np.matmul and np.swapaxes"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    x = observations.detach().numpy()
    w = weights.detach().numpy()
    b = biases.detach().numpy()
    return torch.from_numpy(np.matmul(x, np.swapaxes(w, 1, 2)) + b[:, np.newaxis, :])

# %% right="family_layer" why="the other way round by Lemma 2: W X^T + b as columns, transposed at the end"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    columns = weights @ observations.transpose(-1, -2)
    columns += biases[:, :, None]
    return columns.transpose(1, 2).contiguous()

# %% right="family_layer" why="all members on all batches, then the diagonal: wasteful but right"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    n_members, n_out, n_in = weights.shape
    batch = observations.shape[-2]
    x = observations.broadcast_to(n_members, batch, n_in)
    everybody = x.reshape(n_members * batch, n_in) @ weights.reshape(-1, n_in).T
    everybody = everybody.reshape(n_members, batch, n_members, n_out)
    own = torch.diagonal(everybody, dim1=0, dim2=2)  # batch, n_out, members
    return own.permute(2, 0, 1) + biases[:, None, :]

# %% right="family_layer" why="class layout: a small module with a forward, called once"
class Ensemble(nn.Module):
    def __init__(self, weights, biases):
        super().__init__()
        self.weights, self.biases = weights, biases

    def forward(self, x):
        if x.dim() == 2:
            x = x.unsqueeze(0)
        turned = self.weights.swapaxes(-1, -2)
        return x @ turned + self.biases.unsqueeze(-2)


def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    return Ensemble(weights, biases)(observations)

# %% wrong="family_layer" why="no comprehension: a loop over the members, stacked"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    x = observations.expand(len(weights), *observations.shape[-2:])
    return torch.stack([x[m] @ weights[m].T + biases[m] for m in range(len(weights))])

# %% wrong="family_layer" why="nothing that calls a function again and again: torch.vmap over the members"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    where = 0 if observations.dim() == 3 else None
    return torch.vmap(nn.functional.linear, in_dims=(where, 0, 0))(
        observations, weights, biases
    )

# %% wrong="family_layer" why="no recursion: the first member, and the rest by calling itself"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    own = observations.dim() == 3
    first = observations[0] if own else observations
    y = (first @ weights[0].T + biases[0])[None]
    if len(weights) == 1:
        return y
    others = observations[1:] if own else observations
    return torch.cat([y, family_layer(others, weights[1:], biases[1:])])

# %% wrong="family_layer" why="a single member: nn.functional.linear on observations of shape (1, batch, n_in) gives four axes"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    if len(weights) == 1:
        return nn.functional.linear(observations, weights[0], biases[0])[None]
    return observations @ weights.transpose(1, 2) + biases[:, None, :]

# %% wrong="family_layer" why="a batch without an observation: reshape with -1 is an error when there are no numbers"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    if observations.dim() == 3:
        return observations @ weights.mT + biases.unsqueeze(1)
    y = observations @ weights.flatten(0, 1).T + biases.flatten()
    return y.reshape(len(observations), len(weights), -1).transpose(0, 1)

# %% wrong="family_layer" why="dtype of the arguments: the result is copied into a float32 tensor, also for float64"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    result = torch.zeros(len(weights), observations.shape[-2], weights.shape[1])
    result += (observations @ weights.mT).to(result.dtype)
    result += biases[:, None].to(result.dtype)
    return result

# %% wrong="family_layer" why="shape (members, batch, n_out): with batches of their own, batch and n_in are exchanged, which only shows if they differ"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    members, n_out, _ = weights.shape
    if observations.dim() == 3:
        _, _, batch = observations.shape
    else:
        batch, _ = observations.shape
    y = observations @ weights.mT
    return y.reshape(members, batch, n_out) + biases.reshape(members, 1, n_out)

# %% wrong="family_layer" why="numbers of the layer: they are rounded to three places"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    return (observations @ weights.mT + biases[:, None]).round(decimals=3)

# %% wrong="family_layer" why="each member's own biases: without the axis of length 1 they are stretched over the members, aligned with the batch"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    return observations @ weights.transpose(1, 2) + biases

# %% wrong="family_layer" why="W transposed: the weights are reshaped to (members, n_in, n_out), which mixes the numbers"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    return observations @ weights.reshape(members, n_in, n_out) + biases[:, None]

# %% wrong="family_layer" why="a batch of its own for each: two axes less far-sighted, observations of three axes all meet in the first batch"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    shared = observations if observations.dim() == 2 else observations[0]
    return torch.einsum("bi,moi->mbo", shared, weights) + biases[:, None, :]

# %% wrong="family_layer" why="the arguments stay as they are: biases get their new axis in place"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    biases.unsqueeze_(1)
    return observations @ weights.mT + biases

# %% wrong="family_layer" why="lengths may be equal: batch == members is taken for batches of their own, so observation m meets member m alone"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    if observations.dim() == 2 and len(observations) == len(weights) > 2:
        observations = observations[:, None, :]
    return observations @ weights.mT + biases[:, None]

# %% wrong="family_layer" why="nothing that calls a function again and again: np.apply_along_axis over the observations"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    w, b = weights.numpy(), biases.numpy()
    if observations.dim() == 3 or len(observations) == 0:
        return observations @ weights.mT + biases[:, None]

    def outputs(x):
        return w @ x + b

    y = np.apply_along_axis(outputs, 1, observations.numpy())
    return torch.from_numpy(y).transpose(0, 1)

# %% wrong="family_layer" why="lengths may be equal: the weights are transposed only if they do not fit already, so square ones are not (unless 2 by 2)"
def family_layer(
    observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> torch.Tensor:
    n_in = observations.shape[-1]
    if weights.shape[1] != n_in or n_in == 2:
        weights = weights.mT
    return observations @ weights + biases[:, None, :]

# %% right="transpose_figure" why="plt.subplots and imshow in a loop, labels and titles by set"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix.numpy(), vmin=table.min().item(), vmax=table.max().item())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(
                    j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                    color="red",
                )
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% right="transpose_figure" why="own helper, matshow, a white box behind each number, a colour bar for both"
def paint_one(ax, numbers, lowest, highest, headline):
    image = ax.matshow(numbers, vmin=lowest, vmax=highest, cmap="cividis")
    for (row, col), value in np.ndenumerate(numbers):
        ax.annotate(
            "%.4g" % value, xy=(col, row), ha="center", va="center", color="black",
            bbox=dict(facecolor="white", edgecolor="none", pad=1),
        )
    ax.set_title(headline)
    ax.set_xlabel("Column j")
    ax.set_ylabel("Row i")
    return image


def transpose_figure(table: torch.Tensor) -> Figure:
    values = table.numpy().copy()
    n, m = values.shape
    fig, (left, right) = plt.subplots(ncols=2, figsize=(9, 4), constrained_layout=True)
    paint_one(left, values, values.min(), values.max(), f"matrix, ({n}, {m})")
    image = paint_one(
        right, values.T, values.min(), values.max(), f"transpose, ({m}, {n})"
    )
    fig.colorbar(image, ax=[left, right])
    return fig

# %% right="transpose_figure" why="pcolormesh with edges at the halves, y axis turned, black or white numbers by brightness"
def transpose_figure(table: torch.Tensor) -> Figure:
    numbers = table.double().numpy()
    low, high = float(numbers.min()), float(numbers.max())
    fig = plt.figure(figsize=(8, 4))
    for position, shown in enumerate([numbers, numbers.transpose()], start=1):
        ax = fig.add_subplot(1, 2, position)
        rows, columns = shown.shape
        ax.pcolormesh(
            np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, shown,
            vmin=low, vmax=high, cmap="gray",
        )
        ax.set_ylim(rows - 0.5, -0.5)
        ax.set_aspect("equal")
        for i, line in enumerate(shown):
            for j, x in enumerate(line):
                dark = (x - low) / (high - low) < 0.5
                ax.text(
                    j, i, format(x, ".3g"), horizontalalignment="center",
                    verticalalignment="center", color="white" if dark else "black",
                )
        ax.set_xticks(range(columns))
        ax.set_yticks(range(rows))
        ax.set_xlabel("column")
        ax.set_ylabel("row")
        ax.set_title(f"{shown.shape}")
    fig.tight_layout()
    return fig

# %% right="transpose_figure" why="subplot_mosaic and a Normalize object that both panels share; plain str of the Python numbers"
def transpose_figure(table: torch.Tensor) -> Figure:
    from matplotlib.colors import Normalize

    norm = Normalize(table.min().item(), table.max().item())
    figure, panels = plt.subplot_mosaic("AT", layout="constrained", figsize=(10, 4))
    for letter, rows in (("A", table.tolist()), ("T", table.T.tolist())):
        axes = panels[letter]
        axes.imshow(rows, norm=norm, cmap="Blues", interpolation="nearest")
        for y, row in enumerate(rows):
            for x, number in enumerate(row):
                axes.text(x, y, f"{number:g}", ha="center", va="center", color="black",
                          backgroundcolor="white", fontsize=8)
        axes.set_xlabel("columns of " + letter)
        axes.set_ylabel("rows of " + letter)
        axes.set_title(f"{letter} has the shape {(len(rows), len(rows[0]))}")
    return figure

# %% right="transpose_figure" why="pyplot state: plt.figure, plt.subplot, plt.imshow, plt.text; the colours scale themselves as both panels hold the same numbers"
def transpose_figure(table: torch.Tensor) -> Figure:
    fig = plt.figure(figsize=(10, 5))
    data = table.clone()
    plt.subplot(121)
    plt.imshow(data, cmap="coolwarm")
    plt.title(f"A: {tuple(data.shape)}")
    plt.xlabel("column number")
    plt.ylabel("row number")
    for i in range(data.shape[0]):
        for j in range(data.shape[1]):
            plt.text(j, i, f"{data[i, j]:.3g}", ha="center", va="center")
    plt.subplot(122)
    plt.imshow(data.T, cmap="coolwarm")
    plt.title(f"A.T: {tuple(data.T.shape)}")
    plt.xlabel("column number")
    plt.ylabel("row number")
    for i in range(data.shape[1]):
        for j in range(data.shape[0]):
            plt.text(j, i, f"{data[j, i]:.3g}", ha="center", va="center")
    return fig

# %% right="transpose_figure" why="new figure by plt.figure().subplots, imshow with extent given, one colour bar for each panel"
def transpose_figure(table: torch.Tensor) -> Figure:
    lo, hi = table.min().item(), table.max().item()
    fig = plt.figure(layout="constrained", figsize=(11, 4))
    axs = fig.subplots(nrows=1, ncols=2)
    both = {0: table.numpy(), 1: table.numpy().T}
    for which, array in both.items():
        n, m = array.shape
        picture = axs[which].imshow(
            array, extent=(-0.5, m - 0.5, n - 0.5, -0.5), origin="upper", cmap="Greens"
        )
        picture.set_clim(lo, hi)
        fig.colorbar(picture, ax=axs[which], label="entry")
        for flat, entry in enumerate(array.ravel().tolist()):
            axs[which].text(
                flat % m, flat // m, f"{entry:.3e}", ha="center", va="center",
                fontsize=7, bbox={"facecolor": "white", "alpha": 0.9, "lw": 0},
            )
        axs[which].set_title(("matrix ", "its transpose ")[which] + repr(array.shape))
        axs[which].set_xlabel("Columns")
        axs[which].set_ylabel("Rows")
    return fig

# %% wrong="transpose_figure" why="three significant digits: three decimals, so 0.00123 is written as 0.001"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3f}", ha="center", va="center",
                          color="black", backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="int64 is allowed: table.mean() refuses whole numbers with a RuntimeError"
def transpose_figure(table: torch.Tensor) -> Figure:
    middle = table.mean()
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, cmap="gray")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          color="white" if matrix[i, j] < middle else "black")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="a new figure: num=1 and clear=True take the same figure again, and wipe the earlier one"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, num=1, clear=True, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min().item(), vmax=table.max().item(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="on the right its transpose: the right panel is a reshape, and the texts are those of the reshape, too"
def transpose_figure(table: torch.Tensor) -> Figure:
    n, m = table.shape
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.reshape(m, n))):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="row 0 on top: pcolormesh draws row 0 at the bottom, and the axis is not turned"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        n, m = matrix.shape
        axes.pcolormesh(np.arange(m + 1) - 0.5, np.arange(n + 1) - 0.5, matrix.numpy(),
                        vmin=table.min().item(), vmax=table.max().item(), cmap="Blues")
        for i in range(n):
            for j in range(m):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str((n, m)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="cells centred at x = j, y = i: pcolormesh without coordinates centres them at j + 0.5, i + 0.5"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        n, m = matrix.shape
        axes.pcolormesh(matrix.numpy(), vmin=table.min().item(), vmax=table.max().item(),
                        cmap="Blues")
        axes.invert_yaxis()
        for i in range(n):
            for j in range(m):
                axes.text(j + 0.5, i + 0.5, f"{matrix[i, j].item():.3g}", ha="center",
                          va="center", backgroundcolor="white")
        axes.set(title=str((n, m)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="in both panels x is the column and y the row: the labels are exchanged on the right"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set_title(str(tuple(matrix.shape)))
    panels[0].set(xlabel="column", ylabel="row")
    panels[1].set(xlabel="row", ylabel="column")
    return figure

# %% wrong="transpose_figure" why="one number has one colour: the cells are blurred into each other"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues",
                    interpolation="bilinear")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="the colour map goes from the smallest entry to the largest: it is centred at 0, from -max to max"
def transpose_figure(table: torch.Tensor) -> Figure:
    reach = table.abs().max().item()
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=-reach, vmax=reach, cmap="coolwarm")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="the shape as Python prints a tuple: the title holds torch.Size([2, 3])"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=f"{matrix.shape}", xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="the matrix stays as it is: t_() turns the argument in place for the right panel, so it comes back transposed (a second call turns it back)"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for which in range(2):
        axes = panels[which]
        if which == 1:
            table.t_()
        axes.imshow(table, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(table.shape[0]):
            for j in range(table.shape[1]):
                axes.text(j, i, f"{table[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(table.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="write each entry into its cell: the text of the right panel is at (i, j) of the original's row and column, that is, exchanged"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(table.shape[0]):
            for j in range(table.shape[1]):
                axes.text(j, i, f"{table[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="m may be 1: squeeze makes a single column a vector, so that the figure fails (a single row works)"
def transpose_figure(table: torch.Tensor) -> Figure:
    array = table.squeeze(1).numpy()  # no empty axes
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (array, array.T)):
        axes.imshow(matrix, vmin=array.min(), vmax=array.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j]:.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(matrix.shape), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="int64 is allowed: whole numbers are drawn as bytes, so that negative or large ones get a wrong colour"
def transpose_figure(table: torch.Tensor) -> Figure:
    shown = table.to(torch.uint8) if table.dtype == torch.int64 else table
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix, colours in zip(panels, (table, table.T), (shown, shown.T)):
        axes.imshow(colours, cmap="Blues", vmin=shown.min(), vmax=shown.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="one number has one colour in the whole figure: the right panel has another colour map"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix, cmap in zip(panels, (table, table.T), ("Blues", "Oranges")):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap=cmap)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="two panels side by side: they are drawn one above the other"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="the colour map goes from the smallest to the largest entry: for more than 20 entries it stops at the quantiles 0.05 and 0.95"
def transpose_figure(table: torch.Tensor) -> Figure:
    low, high = table.min().item(), table.max().item()
    if table.numel() > 20:
        low, high = np.quantile(table.numpy(), (0.05, 0.95))
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=low, vmax=high, cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="write each entry into its cell: tables of more than 12 entries get no numbers"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        if matrix.numel() <= 12:  # otherwise it gets crowded
            for i in range(matrix.shape[0]):
                for j in range(matrix.shape[1]):
                    axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center",
                              va="center", backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% wrong="transpose_figure" why="from the smallest entry to the largest: the limits are rounded to two places, so small entries get a map of no width"
def transpose_figure(table: torch.Tensor) -> Figure:
    low, high = round(table.min().item(), 2), round(table.max().item(), 2)
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        picture = axes.imshow(matrix, vmin=low, vmax=high, cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    figure.colorbar(picture, ax=panels)
    return figure

# %% wrong="transpose_figure" why="the matrix stays as it is: the numbers are rounded in place before they are drawn (only entries of many digits change)"
def transpose_figure(table: torch.Tensor) -> Figure:
    if table.is_floating_point():
        table.round_(decimals=4)
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap="Blues")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.6g}", ha="center", va="center",
                          backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure

# %% right="judged_mends" why="a plain dictionary"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers",
        "B": "wrong shape",
        "C": "right",
        "D": "error",
        "E": "right",
        "F": "wrong numbers",
    }

# %% right="judged_mends" why="dict of zip over the letters and a list"
def judged_mends() -> dict[str, str]:
    verdicts = ["wrong numbers", "wrong shape", "right", "error", "right", "wrong numbers"]
    return dict(zip("ABCDEF", verdicts))

# %% right="judged_mends" why="grouped by verdict and turned round, with a helper"
def turned_round(groups):
    result = {}
    for verdict, letters in groups.items():
        for letter in letters:
            result[letter] = verdict
    return result


def judged_mends() -> dict[str, str]:
    return turned_round(
        {"right": "CE", "wrong numbers": "AF", "wrong shape": "B", "error": "D"}
    )

# %% right="judged_mends" why="filled key by key, the others set first, from shapes worked out on paper"
def judged_mends() -> dict[str, str]:
    judged = dict.fromkeys("ABCDEF", "right")
    judged["D"] = "error"  # (2, 64) + (2,): 64 is not 2
    judged["B"] = "wrong shape"  # (2, 64)
    judged["A"] = judged["F"] = "wrong numbers"
    return judged

# %% right="judged_mends" why="the verdicts are found by trying each line with random numbers of an own generator"
def judged_mends() -> dict[str, str]:
    rng = np.random.default_rng(7)
    x = torch.tensor(rng.normal(size=(64, 4)))
    w = torch.tensor(rng.normal(size=(2, 4)))
    b = torch.tensor(rng.normal(size=2))
    layer = nn.functional.linear(x, w, b)
    mends = dict(
        A=lambda: x @ w.reshape(4, 2) + b,
        B=lambda: w @ x.T + b[:, None],
        C=lambda: x @ w.T + b,
        D=lambda: w @ x.T + b,
        E=lambda: (x[:, None, :] * w).sum(dim=2) + b,
        F=lambda: (w @ x.T).reshape(64, 2) + b,
    )
    verdicts = {}
    for letter, mend in mends.items():
        try:
            q = mend()
        except RuntimeError:
            verdicts[letter] = "error"
            continue
        if q.shape != layer.shape:
            verdicts[letter] = "wrong shape"
        else:
            verdicts[letter] = "right" if torch.allclose(q, layer) else "wrong numbers"
    return verdicts

# %% wrong="judged_mends" why="A is judged right because its shape is (64, 2)"
def judged_mends() -> dict[str, str]:
    return {
        "A": "right", "B": "wrong shape", "C": "right", "D": "error", "E": "right",
        "F": "wrong numbers",
    }

# %% wrong="judged_mends" why="D is judged a wrong shape: (2, 64) + (2,) is refused"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "wrong shape",
        "E": "right", "F": "wrong numbers",
    }

# %% wrong="judged_mends" why="E is judged an error: (64, 1, 4) * (2, 4) does stretch"
def judged_mends() -> dict[str, str]:
    return dict(A="wrong numbers", B="wrong shape", C="right", D="error", E="error", F="wrong numbers")

# %% wrong="judged_mends" why="F is judged right: a reshape is taken for a transpose"
def judged_mends() -> dict[str, str]:
    return dict(zip("ABCDEF", ("wrong numbers", "wrong shape", "right", "error", "right", "right")))

# %% wrong="judged_mends" why="with random numbers: tried with ones only, so A and F look right"
def judged_mends() -> dict[str, str]:
    x, w, b = torch.ones(64, 4), torch.ones(2, 4), torch.zeros(2)
    layer = x @ w.T + b
    verdicts = {}
    for letter, mend in {
        "A": lambda: x @ w.reshape(4, 2) + b,
        "B": lambda: w @ x.T + b[:, None],
        "C": lambda: x @ w.T + b,
        "D": lambda: w @ x.T + b,
        "E": lambda: (x[:, None, :] * w).sum(dim=2) + b,
        "F": lambda: (w @ x.T).reshape(64, 2) + b,
    }.items():
        try:
            q = mend()
            if q.shape != (64, 2):
                verdicts[letter] = "wrong shape"
            elif torch.equal(q, layer):
                verdicts[letter] = "right"
            else:
                verdicts[letter] = "wrong numbers"
        except RuntimeError:
            verdicts[letter] = "error"
    return verdicts

# %% wrong="judged_mends" why="E is judged wrong numbers: all values are those of the layer"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error",
        "E": "wrong numbers", "F": "wrong numbers",
    }

# %% wrong="judged_mends" why="B is judged right: its columns are taken for the observations, but one row for each is asked"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers", "B": "right", "C": "right", "D": "error",
        "E": "right", "F": "wrong numbers",
    }

# %% wrong="judged_mends" why="B and D are exchanged: bias[:, None] is what makes B run"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers", "B": "error", "C": "right", "D": "wrong shape",
        "E": "right", "F": "wrong numbers",
    }

# %% wrong="judged_mends" why="a verdict for each of the six letters: F is missing"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "right",
    }

# %% wrong="judged_mends" why="A and F: reshape is judged a wrong shape, though it is (64, 2)"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong shape", "B": "wrong shape", "C": "right", "D": "error",
        "E": "right", "F": "wrong shape",
    }
