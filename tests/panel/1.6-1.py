# %% right="product_by_hand" why="three plain loops as in the box, a variable called inner"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, inner = a.shape
    inner_b, p = b.shape
    if inner != inner_b:
        raise ValueError(f"a has {inner} columns, but b has {inner_b} rows")
    c = torch.zeros(n, p, dtype=a.dtype)
    for i in range(n):
        for k in range(p):
            for j in range(inner):
                c[i, k] += a[i, j] * b[j, k]
    return c
# %% right="product_by_hand" why="two loops, row times column summed, the running sum called dot"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError("inner lengths differ: " + str(a.shape[1]) + " and " + str(b.shape[0]))
    result = torch.zeros((a.shape[0], b.shape[1]), dtype=a.dtype)
    for row in range(a.shape[0]):
        for col in range(b.shape[1]):
            dot = (a[row] * b[:, col]).sum()
            result[row, col] = dot
    return result
# %% right="product_by_hand" why="sum of outer products, one loop over the inner axis, broadcasting"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Sum of column j times row j."""
    (n, m), (m2, p) = a.shape, b.shape
    if m != m2:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit: {m} is not {m2}")
    total = torch.zeros(n, p, dtype=a.dtype)
    for j in range(m):
        total = total + a[:, j].unsqueeze(1) * b[j].unsqueeze(0)
    return total
# %% right="product_by_hand" why="Python lists and comprehensions, sum with generators, reshape for empty results"
def product_by_hand(a, b):
    n, m = a.shape
    k, p = b.shape
    if m != k:
        raise ValueError(f"{m} != {k}")
    A, B = a.tolist(), b.tolist()
    zahlen = [sum(A[z][j] * B[j][s] for j in range(m)) for z in range(n) for s in range(p)]
    return torch.tensor(zahlen, dtype=a.dtype).reshape(n, p)
# %% right="product_by_hand" why="numpy detour, rows of the result as combinations of rows of b"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    left, right = a.detach().numpy(), b.detach().numpy()
    if left.shape[1] != right.shape[0]:
        msg = "cannot multiply: %d columns against %d rows" % (left.shape[1], right.shape[0])
        raise ValueError(msg)
    out = np.zeros((left.shape[0], right.shape[1]), dtype=left.dtype)
    for i, zeile in enumerate(left):
        for faktor, reihe in zip(zeile, right, strict=True):
            out[i] += faktor * reihe
    return torch.from_numpy(out)
# %% right="product_by_hand" why="own helper functions called dot and inner, one for the check"
def inner(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"inner lengths {a.shape[1]} and {b.shape[0]} differ")
    return a.shape[1]


def dot(u, v):
    total = torch.zeros((), dtype=u.dtype)
    for x, y in zip(u, v):
        total = total + x * y
    return total


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    inner(a, b)
    c = torch.empty(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(c.shape[0]):
        for k in range(c.shape[1]):
            c[i, k] = dot(a[i, :], b[:, k])
    return c
# %% right="product_by_hand" why="class layout, with an attribute inner and a method dot of its own"
class Product:
    def __init__(self, a, b):
        self.a, self.b = a, b
        self.inner = a.size(1)
        if self.inner != b.size(0):
            raise ValueError(f"a has {self.inner} columns, b has {b.size(0)} rows")

    def dot(self, i, k):
        return sum((self.a[i, j] * self.b[j, k] for j in range(self.inner)), start=torch.tensor(0, dtype=self.a.dtype))

    def compute(self):
        c = self.a.new_zeros(self.a.size(0), self.b.size(1))
        for i in range(c.size(0)):
            for k in range(c.size(1)):
                c[i, k] = self.dot(i, k)
        return c


def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return Product(a, b).compute()
# %% right="product_by_hand" why="column after column, one loop, broadcasting a column of b against all rows of a"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m_a, m_b = a.shape[-1], b.shape[0]
    if not m_a == m_b:
        raise ValueError("Inner lengths must be equal, got {} and {}".format(m_a, m_b))
    answer = a.new_empty((a.shape[0], b.shape[1]))
    k = 0
    while k < b.shape[1]:
        answer[:, k] = torch.sum(a * b[:, k], dim=1)
        k += 1
    return answer
# %% right="product_by_hand" why="comprehension, stack of rows with guard for no row; keeps int64 exact"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.size()[1] != b.size()[0]:
        raise ValueError(f"{list(a.size())} times {list(b.size())} does not work")
    if a.shape[0] == 0:
        return torch.zeros(0, b.shape[1], dtype=a.dtype)
    return torch.stack([(row[:, None] * b).sum(dim=0) for row in a])
# %% wrong="product_by_hand" why="'float64 keeps its digits', 'whole numbers stay exact': adds up in float32 and casts at the end"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} and {m2} differ")
    c = torch.zeros(n, p)
    for i in range(n):
        for k in range(p):
            for j in range(m):
                c[i, k] += a[i, j] * b[j, k]
    return c.to(a.dtype)
# %% wrong="product_by_hand" why="'whole numbers stay exact': works in float64, so int64 products above 2**53 are rounded"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    x, y = a.double(), b.double()
    c = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float64)
    for j in range(a.shape[1]):
        c += x[:, j, None] * y[None, j]
    return c.to(a.dtype)
# %% wrong="product_by_hand" why="'the result has the dtype' for an empty inner length: the shortcut returns float32 zeros for int64 and float64"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} and {m2} differ")
    if m == 0:
        return torch.zeros(n, p)
    c = a[:, 0, None] * b[0]
    for j in range(1, m):
        c = c + a[:, j, None] * b[j]
    return c
# %% wrong="product_by_hand" why="'any length may be 0': stack of no rows raises for n = 0"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    return torch.stack([(row[:, None] * b).sum(dim=0) for row in a])
# %% wrong="product_by_hand" why="'any length may be 0': for n = 0 and p > 0 the nested list is empty and the shape is (0,) rather than (0, p)"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    p = b.shape[1]
    rows = [[sum(x * y for x, y in zip(row, b[:, k].tolist())) for k in range(p)] for row in a.tolist()]
    return torch.tensor(rows, dtype=a.dtype)
# %% wrong="product_by_hand" why="'n by p zeros': zip(*b) forgets the p columns of a b without rows, which is patched with the 2 columns of the example; also wrong for p = 0"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} and {m2} differ")
    columns = list(zip(*b.tolist())) or [()] * 2
    rows = [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a.tolist()]
    return torch.tensor(rows, dtype=a.dtype).reshape(n, len(columns))
# %% wrong="product_by_hand" why="'if the inner lengths differ, raise': the check stands inside the loops, so nothing is raised where n or p is 0"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            row, column = a[i], b[:, k]
            if len(row) != len(column):
                raise ValueError(f"row has {len(row)} entries, column has {len(column)}")
            c[i, k] = (row * column).sum()
    return c
# %% wrong="product_by_hand" why="'if the inner lengths differ, raise': an inner length of 0 against another one is let through"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    c = torch.zeros(n, p, dtype=a.dtype)
    if m == 0 or m2 == 0:
        return c  # empty sums
    if m != m2:
        raise ValueError(f"{m} and {m2} differ")
    for i in range(n):
        for j in range(m):
            c[i] += a[i, j] * b[j]
    return c
# %% wrong="product_by_hand" why="'no ready-made product': np.matrix turns * into the ready-made product; the loop only copies"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    left, right = np.asmatrix(a.numpy()), np.asmatrix(b.numpy())
    product = left * right
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(c.shape[0]):
        for k in range(c.shape[1]):
            c[i, k] = product[i, k].item()
    return c
# %% wrong="product_by_hand" why="'if the inner lengths differ, raise ... also where one of them is 1': relies on broadcasting to refuse, which stretches a length of 1"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    try:
        for i in range(a.shape[0]):
            for k in range(b.shape[1]):
                c[i, k] = (a[i] * b[:, k]).sum()
    except RuntimeError:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ") from None
    return c
# %% wrong="product_by_hand" why="'use at least one loop or comprehension': everything in one broadcast, no loop"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    return (a[:, :, None] * b[None, :, :]).sum(dim=1)
# %% wrong="product_by_hand" why="'the arguments stay as they are': the row of a is multiplied in place"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for k in range(b.shape[1]):
        for i in range(a.shape[0]):
            column = b[:, k]
            column *= a[i]
            c[i, k] = column.sum()
    return c
# %% wrong="product_by_hand" why="'float64 keeps its digits': the Python sums go through a float32 tensor before the cast (int64 beyond 2**24 suffers, too)"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    m2, p = b.shape
    if m != m2:
        raise ValueError(f"{m} and {m2} differ")
    numbers = [float(sum((a[i, j] * b[j, k]).item() for j in range(m))) for i in range(n) for k in range(p)]
    return torch.tensor(numbers).reshape(n, p).to(a.dtype)
# %% wrong="product_by_hand" why="'a ValueError whose message holds both': the message tells the columns of a alone, not the rows of b"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = a.shape
    if b.shape[0] != m:
        raise ValueError(f"b should have {m} rows")
    c = torch.zeros(n, b.shape[1], dtype=a.dtype)
    for i in range(n):
        for j in range(m):
            c[i] = c[i] + a[i, j] * b[j]
    return c
# %% wrong="product_by_hand" why="the sum over all inner entries: a constant that fits the example, only the first three are added up"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]} differ")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            for j in range(min(a.shape[1], 3)):
                c[i, k] += a[i, j] * b[j, k]
    return c
# %% wrong="product_by_hand" why="'raise a ValueError': assert raises an AssertionError instead"
def product_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    assert a.shape[1] == b.shape[0], f"{a.shape[1]} and {b.shape[0]} differ"
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for j in range(a.shape[1]):
        c += a[:, [j]] * b[[j], :]
    return c
# %% right="two_moves" why="the way of the hint"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    two = transition @ transition
    expected = (two @ rewards[..., None])[..., 0]
    return two, expected
# %% right="two_moves" why="einsum with dots, rewards pulled back twice"
def two_moves(transition, rewards):
    p2 = torch.einsum("...ij,...jk->...ik", transition, transition)
    once = torch.einsum("...ij,...j->...i", transition, rewards)
    return p2, torch.einsum("...ij,...j->...i", transition, once)
# %% right="two_moves" why="an if for the two cases, a loop over worlds and stack"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.dim() == 2:
        pp = torch.matmul(transition, transition)
        return (pp, torch.mv(pp, rewards))
    all_p = []
    all_r = []
    for world in range(transition.shape[0]):
        pp = torch.mm(transition[world], transition[world])
        all_p.append(pp)
        all_r.append(torch.mv(pp, rewards[world]))
    return torch.stack(all_p), torch.stack(all_r)
# %% right="two_moves" why="recursion for a batch"
def two_moves(transition, rewards):
    if rewards.ndim > 1:
        pairs = [two_moves(p, r) for p, r in zip(transition, rewards, strict=True)]
        return torch.stack([x for x, _ in pairs]), torch.stack([y for _, y in pairs])
    return transition @ transition, transition @ (transition @ rewards)
# %% right="two_moves" why="matrix_power, entrywise product with a broadcast row and a sum"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    squared = torch.linalg.matrix_power(transition, 2)
    return squared, (squared * rewards.unsqueeze(-2)).sum(dim=-1)
# %% right="two_moves" why="always a batch: views with -1, bmm, and back to the given shapes"
def two_moves(transition, rewards):
    S = transition.shape[-1]
    P = transition.reshape(-1, S, S)
    r = rewards.reshape(-1, S, 1)
    PP = torch.bmm(P, P)
    PPr = torch.bmm(P, torch.bmm(P, r))
    return PP.reshape(transition.shape), PPr.reshape(rewards.shape)
# %% right="two_moves" why="numpy detour with explicit loops over the state in between"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    P, r = transition.numpy(), rewards.numpy()
    zwei = np.zeros_like(P)
    for j in range(P.shape[-1]):
        zwei += P[..., :, j, None] * P[..., None, j, :]
    lohn = np.zeros_like(r)
    for k in range(P.shape[-1]):
        lohn += zwei[..., k] * r[..., k : k + 1]
    return torch.tensor(zwei), torch.tensor(lohn)
# %% right="two_moves" why="vmap over worlds with a local lambda"
def two_moves(transition, rewards):
    one = lambda P, r: (P @ P, P @ P @ r)
    if transition.ndim == 3:
        one = torch.vmap(one)
    first, second = one(transition, rewards)
    return first, second
# %% wrong="two_moves" why="'dtype as given': everything is computed and returned in float32"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    p, r = transition.float(), rewards.float()
    pp = p @ p
    return pp, (pp @ r.unsqueeze(-1)).squeeze(-1)
# %% wrong="two_moves" why="'dtype as given' for many worlds: the results are filled into float32 zeros"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.ndim == 2:
        pp = transition @ transition
        return pp, pp @ rewards
    probabilities, expected = torch.zeros(transition.shape), torch.zeros(rewards.shape)
    for w in range(len(transition)):
        probabilities[w] = transition[w] @ transition[w]
        expected[w] = probabilities[w] @ rewards[w].to(torch.float32)
    return probabilities, expected
# %% wrong="two_moves" why="'or a single state': squeeze() takes the only state away, the shape is () for one world of one state"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    if transition.ndim == 2:
        return pp, (pp @ rewards[:, None]).squeeze()
    return pp, (pp @ rewards[:, :, None]).squeeze(2)
# %% wrong="two_moves" why="'or a single state': axes of length 1 at the end are taken off again and again, so for many worlds of one state the shape is (n_worlds,)"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    result = pp @ rewards[..., None]
    while result.ndim > 1 and result.shape[-1] == 1:
        result = result[..., 0]
    return pp, result
# %% wrong="two_moves" why="'the results are tensors of their own': for a single state the arguments themselves are returned"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.shape[-1] == 1:
        return transition, rewards  # the only state is never left
    pp = transition @ transition
    return pp, (pp @ rewards[..., None])[..., 0]
# %% wrong="two_moves" why="'the results are tensors of their own': for a single state a view of the rewards is returned"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    if rewards.shape[-1] == 1:
        return pp, rewards.view(rewards.shape)
    return pp, (transition @ (transition @ rewards.unsqueeze(-1))).squeeze(-1)
# %% wrong="two_moves" why="shapes (S, S): three states are written into the code as a constant of the example"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    expected = sum(pp[..., k] * rewards[..., k, None] for k in range(3))
    return pp, expected
# %% wrong="two_moves" why="'P P': the probabilities are rounded to four digits, which only the examples survive"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = torch.round(transition @ transition, decimals=4)
    expected = (pp @ rewards[..., None])[..., 0]
    return pp, expected
# %% wrong="two_moves" why="results are remembered by shape: a second world of the same shape gets the result of the first, and the same tensors are handed out again"
_REMEMBERED: dict = {}


def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if transition.shape not in _REMEMBERED:
        pp = transition @ transition
        _REMEMBERED[transition.shape] = pp, (pp @ rewards[..., None])[..., 0]
    return _REMEMBERED[transition.shape]
# %% wrong="two_moves" why="'there may be as many worlds as states': where they are, the rewards of the first world are used for every world"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    if rewards.ndim == 1 or len(rewards) == rewards.shape[1]:
        return pp, (pp @ rewards) if rewards.ndim == 1 else torch.stack([(pp[w] @ rewards.T)[:, 0] for w in range(len(pp))])
    return pp, torch.stack([pp[w] @ rewards[w] for w in range(len(pp))])
# %% wrong="two_moves" why="each world with its own rewards: the rewards of the first world are used for all"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    pay = rewards if rewards.ndim == 1 else rewards[0]
    return pp, pp @ pay
# %% wrong="two_moves" why="'the reward to expect two moves ahead, P P r': adds up the rewards of both moves, P r + P P r"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    r = rewards[..., None]
    once = transition @ r
    return transition @ transition, (once + transition @ once)[..., 0]
# %% wrong="two_moves" why="'the arguments stay as they are': the rewards are pulled back in place"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    for _ in range(2):
        rewards.copy_((transition @ rewards[..., None])[..., 0])
    return transition @ transition, rewards.clone()
# %% wrong="two_moves" why="'in a tuple': a list is returned"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    return [pp, (pp @ rewards[..., None])[..., 0]]
# %% wrong="two_moves" why="'a single world in the batch, or a single state': len(transition) == 1 is taken for a batch of one, so that one world of one state fails"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(transition) == 1:  # a batch of one
        p, r = transition[0], rewards[0]
        return (p @ p)[None], (p @ p @ r)[None]
    if transition.ndim == 2:
        return transition @ transition, transition @ transition @ rewards
    return transition @ transition, (transition @ transition @ rewards[..., None])[..., 0]
# %% wrong="two_moves" why="'P P': probabilities that are small are swept to 0 and the rows made to sum to 1 again"
def two_moves(transition: torch.Tensor, rewards: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    pp = transition @ transition
    pp = torch.where(pp < 0.01, torch.zeros_like(pp), pp)
    pp = pp / pp.sum(dim=-1, keepdim=True)
    return pp, (pp @ rewards[..., None])[..., 0]
# %% right="family_layer" why="the way of the hint, mT and an axis of length 1"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    return observations @ weights.mT + biases[:, None, :]
# %% right="family_layer" why="einsum with one pattern for each case"
def family_layer(observations, weights, biases):
    if observations.dim() == 3:
        y = torch.einsum("mbi,moi->mbo", observations, weights)
    else:
        y = torch.einsum("bi,moi->mbo", observations, weights)
    return y + biases.unsqueeze(1)
# %% right="family_layer" why="expand to a batch for each member, then baddbmm"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    batch = observations.shape[-2]
    own = observations.expand(members, batch, n_in)
    return torch.baddbmm(biases.reshape(members, 1, n_out), own, weights.transpose(1, 2))
# %% right="family_layer" why="entrywise product over four axes and a sum, no matrix product at all"
def family_layer(observations, weights, biases):
    x = observations[..., :, None, :]  # (..., batch, 1, n_in)
    w = weights[:, None, :, :]  # (members, 1, n_out, n_in)
    return (x * w).sum(dim=-1) + biases[:, None]
# %% right="family_layer" why="one large layer for shared observations (stacked rows of all members), bmm for own batches"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    if observations.ndim == 2:
        large = nn.functional.linear(observations, weights.reshape(members * n_out, n_in), biases.reshape(members * n_out))
        return large.reshape(len(observations), members, n_out).permute(1, 0, 2)
    return torch.bmm(observations, weights.permute(0, 2, 1)) + biases.view(members, 1, n_out)
# %% right="family_layer" why="numpy detour with matmul and swapaxes, a helper with an odd name"
def _kipp_um(stapel):
    return np.swapaxes(stapel, -1, -2)


def family_layer(observations, weights, biases):
    x, w, b = (observations.numpy(), weights.numpy(), biases.numpy())
    ergebnis = np.matmul(x, _kipp_um(w)) + np.expand_dims(b, axis=1)
    return torch.from_numpy(ergebnis)
# %% right="family_layer" why="columns are examples, transposed in the end; Lemma 2 the other way round"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    """For each member m: (W_m X_m^T + b_m)^T."""
    if len(observations.shape) == 2:
        observations = observations.unsqueeze(0)
    columns = torch.matmul(weights, observations.transpose(-2, -1)) + biases[:, :, None]
    return columns.transpose(-2, -1).contiguous()
# %% right="family_layer" why="the bias as the weight of an extra feature that is always 1"
def family_layer(observations, weights, biases):
    ones = torch.ones(*observations.shape[:-1], 1, dtype=weights.dtype)
    x = torch.cat([observations, ones], dim=-1)
    w = torch.cat([weights, biases[..., None]], dim=-1)
    return x @ w.mT
# %% right="family_layer" why="class layout: a small module whose forward does it, called once"
class Ensemble(nn.Module):
    def __init__(self, weights, biases):
        super().__init__()
        self.w, self.b = weights, biases

    def forward(self, x):
        return torch.add(torch.matmul(x, torch.movedim(self.w, -1, -2)), self.b.unsqueeze(-2))


def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    return Ensemble(weights, biases)(observations)
# %% wrong="family_layer" why="'a batch without an observation': reshape with -1 cannot be worked out for an empty batch"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    if observations.ndim == 3:
        return observations @ weights.mT + biases[:, None]
    flat = observations @ weights.reshape(-1, n_in).T + biases.flatten()
    return flat.reshape(len(observations), -1, n_out).transpose(0, 1)
# %% wrong="family_layer" why="'the result has the dtype of the weights': computed and returned in float32, float64 is lost"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    x, w, b = observations.float(), weights.float(), biases.float()
    return torch.matmul(x, w.transpose(1, 2)) + b.unsqueeze(1)
# %% wrong="family_layer" why="'float64': results are right in dtype but have been through float32 on the way, so the digits are lost"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    x, w = observations.numpy().astype(np.float32), weights.numpy().astype(np.float32)
    y = torch.from_numpy(x @ w.swapaxes(1, 2)).to(weights.dtype)
    return y + biases[:, None]
# %% wrong="family_layer" why="'nothing that loops for you': np.apply_along_axis calls the layer once for each member"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    x, w, b = observations.numpy(), weights.numpy(), biases.numpy()
    if x.ndim == 2:
        x = np.broadcast_to(x, (len(w), *x.shape))
    numbers = np.arange(len(w))[:, None]
    return torch.from_numpy(np.apply_along_axis(lambda m: x[m[0]] @ w[m[0]].T + b[m[0]], 1, numbers))
# %% wrong="family_layer" why="'no ... recursion': a helper and the function call each other, one member less each time"
def _rest(x, w, b):
    if len(w) == 1:
        return []
    return [family_layer(x[1:] if x.ndim == 3 else x, w[1:], b[1:])]


def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    first = observations[0] if observations.ndim == 3 else observations
    mine = (first @ weights[0].T + biases[0])[None]
    return torch.cat([mine, *_rest(observations, weights, biases)])
# %% wrong="family_layer" why="'nothing that loops for you (and their kin)': sorted with a key function runs through the members"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    out = torch.empty(len(weights), observations.shape[-2], weights.shape[1], dtype=weights.dtype)

    def fill(m):
        x = observations[m] if observations.ndim == 3 else observations
        out[m] = x @ weights[m].T + biases[m]
        return m

    sorted(range(len(weights)), key=fill)
    return out
# %% wrong="family_layer" why="n_in of the example as a constant: only the first two features are used"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    first = observations[..., 0, None] * weights[:, None, :, 0]
    second = observations[..., 1, None] * weights[:, None, :, 1]
    return first + second + biases[:, None]
# %% wrong="family_layer" why="'the arguments stay as they are': unsqueeze_ changes the shape of biases"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    return observations @ weights.mT + biases.unsqueeze_(1)
# %% wrong="family_layer" why="'any two of the four lengths may be equal': the transpose is skipped where n_out equals n_in"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    w = weights
    if w.shape[1] != observations.shape[-1]:
        w = w.transpose(1, 2)
    return observations @ w + biases[:, None, :]
# %% wrong="family_layer" why="'b_m for each member m': biases without an axis for the batch, so they meet the observations where batch equals members"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    y = observations @ weights.mT
    if biases.shape[0] == y.shape[1] or biases.shape[0] == 1:
        return y + biases
    return y + biases[:, None]
# %% wrong="family_layer" why="'(members, batch, n_in), a batch of its own for each': with three or more members, and as many as inputs, the batch of member 0 is used for all"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    if observations.ndim == 3 and members > 2 and observations.shape[0] == n_in:
        observations = observations[0]
    return observations @ weights.mT + biases[:, None, :]
# %% wrong="family_layer" why="'there may be a single member': squeeze drops more than the axis of the members, so a single member with a single output or input breaks"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    if weights.shape[0] == 1:
        w, b = weights.squeeze(), biases.squeeze()
        x = observations if observations.ndim == 2 else observations[0]
        return (x @ w.T + b)[None]
    return observations @ weights.mT + biases[:, None]
# %% wrong="family_layer" why="'W_m transposed': reshaped to (n_in, n_out) instead of transposed"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    members, n_out, n_in = weights.shape
    return observations @ weights.reshape(members, n_in, n_out) + biases[:, None]
# %% wrong="family_layer" why="'no for, no while, no comprehension': a comprehension over the members"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    x = observations if observations.ndim == 3 else observations.expand(len(weights), -1, -1)
    return torch.stack([nn.functional.linear(*layer) for layer in zip(x, weights, biases)])
# %% right="transpose_figure" why="imshow twice in a loop, vmin and vmax shared, f-string"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
    low, high = table.min().item(), table.max().item()
    for axes, matrix in zip(panels, (table, table.T), strict=True):
        axes.imshow(matrix, cmap="viridis", vmin=low, vmax=high)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center", color="red")
        axes.set_title(str(tuple(matrix.shape)))
        axes.set_xlabel("column")
        axes.set_ylabel("row")
    return figure
# %% right="transpose_figure" why="pcolormesh with shifted edges, inverted y, numpy detour, annotate"
def transpose_figure(table):
    data = table.numpy().astype(float)
    fig = plt.figure(figsize=(9, 4))
    for place, block in enumerate([data, data.transpose()], start=1):
        rows, cols = block.shape
        ax = fig.add_subplot(1, 2, place)
        ax.pcolormesh(np.arange(cols + 1) - 0.5, np.arange(rows + 1) - 0.5, block, vmin=data.min(), vmax=data.max(), cmap="Blues")
        ax.invert_yaxis()
        for (i, j), value in np.ndenumerate(block):
            ax.annotate(f"{value:.4g}", (j, i), ha="center", va="center", color="black", backgroundcolor="white")
        ax.set(title=f"shape ({rows}, {cols})", xlabel="column j", ylabel="row i")
    fig.tight_layout()
    return fig
# %% right="transpose_figure" why="no vmin and vmax at all: both panels have the same smallest and largest entry, so imshow scales both alike"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, (left, right) = plt.subplots(1, 2)

    def malen(ax, m):
        ax.imshow(m.numpy(), cmap="cividis")
        n, k = m.shape
        [ax.text(x, y, "%.5g" % m[y, x], horizontalalignment="center", verticalalignment="center", color="white") for y in range(n) for x in range(k)]
        ax.set_title(f"({n}, {k})")
        ax.set_xlabel("Column")
        ax.set_ylabel("Row")

    malen(left, table)
    malen(right, table.t())
    return figure
# %% right="transpose_figure" why="a colour bar for both panels, Normalize shared, ticks at whole numbers"
def transpose_figure(table: torch.Tensor) -> Figure:
    import matplotlib as mpl

    norm = mpl.colors.Normalize(float(table.min()), float(table.max()))
    figure, panels = plt.subplots(ncols=2, layout="constrained", figsize=(10, 4))
    matrices = [table.tolist(), [list(c) for c in zip(*table.tolist())]]
    for axes, rows, word in zip(panels, matrices, ("matrix", "transpose")):
        picture = axes.imshow(rows, norm=norm, cmap="magma", origin="upper")
        for y, row in enumerate(rows):
            for x, number in enumerate(row):
                axes.text(x, y, f"{number:.3g}", ha="center", va="center", bbox={"facecolor": "white"})
        axes.set_xticks(range(len(rows[0])))
        axes.set_yticks(range(len(rows)))
        axes.set_title(f"{word}: {(len(rows), len(rows[0]))}")
        axes.set_xlabel("column number")
        axes.set_ylabel("row number")
    figure.colorbar(picture, ax=panels, label="entry")
    return figure
# %% right="transpose_figure" why="matshow and labels of the whole figure (supxlabel, supylabel), one size for both"
def transpose_figure(table):
    figure, axs = plt.subplots(1, 2, figsize=(7, 4), layout="constrained")
    lo, hi = min(table.flatten().tolist()), max(table.flatten().tolist())
    for t in (0, 1):
        M = table if t == 0 else torch.transpose(table, 0, 1)
        axs[t].matshow(M, vmin=lo, vmax=hi)
        for r in range(len(M)):
            for c in range(len(M[0])):
                axs[t].text(c, r, f"{float(M[r][c]):.3g}", va="center", ha="center", color="w")
        axs[t].set_title(str((len(M), len(M[0]))))
    figure.supxlabel("column")
    figure.supylabel("row")
    return figure
# %% right="transpose_figure" why="Figure made by subplot_mosaic, image with extent written out, text colour by brightness"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, named = plt.subplot_mosaic("AB", figsize=(8, 3.5))
    smallest, largest = torch.aminmax(table)
    middle = (smallest.item() + largest.item()) / 2
    for name, matrix in {"A": table, "B": table.T}.items():
        n, m = tuple(matrix.shape)
        named[name].imshow(matrix, extent=(-0.5, m - 0.5, n - 0.5, -0.5), clim=(smallest.item(), largest.item()), cmap="gray", aspect="auto")
        for place in range(n * m):
            i, j = divmod(place, m)
            number = matrix[i, j].item()
            ink = "black" if number > middle else "white"
            named[name].text(j, i, f"{number:.3g}", ha="center", va="center", color=ink)
        named[name].set_title("Shape: " + repr((n, m)))
        named[name].set(xlabel="column", ylabel="row")
    return figure
# %% right="transpose_figure" why="coloured rectangles by hand with a ScalarMappable, limits set as imshow does"
def transpose_figure(table: torch.Tensor) -> Figure:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    farbe = ScalarMappable(Normalize(table.min().item(), table.max().item()), "viridis")
    figure, panels = plt.subplots(1, 2, figsize=(8, 4))
    for axes, matrix in ((panels[0], table), (panels[1], table.T)):
        n, m = matrix.shape
        for i in range(n):
            for j in range(m):
                value = matrix[i, j].item()
                axes.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=farbe.to_rgba(value), edgecolor="white"))
                axes.text(j, i, f"{value:.3g}", ha="center", va="center", color="red")
        axes.set(xlim=(-0.5, m - 0.5), ylim=(n - 0.5, -0.5), aspect="equal", xlabel="column", ylabel="row", title=f"({n}, {m})")
    return figure
# %% right="transpose_figure" why="text a little left of the middle in its cell, four digits, lists, plt state machine"
def transpose_figure(table):
    fig = plt.figure(figsize=(11, 4))
    z = table.tolist()
    zt = [[z[i][j] for i in range(len(z))] for j in range(len(z[0]))]
    for number, what in ((121, z), (122, zt)):
        plt.subplot(number)
        plt.imshow(what, vmin=np.min(z), vmax=np.max(z))
        for i, row in enumerate(what):
            for j, entry in enumerate(row):
                plt.text(j - 0.3, i + 0.1, format(entry, ".4g"), fontsize=7, color="white")
        plt.title((len(what), len(what[0])))
        plt.xlabel("column")
        plt.ylabel("row")
    return fig
# %% wrong="transpose_figure" why="'to at least three digits': .3f gives three decimals, so 0.00123 becomes 0.001 and 0.0004 becomes 0.000"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3f}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'write each entry to at least three digits': the text is cut off after five characters, so 123456 reads 12345 and -0.00123 reads -0.00"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, str(matrix[i, j].item())[:5], ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'one number has one colour': bilinear interpolation blurs the cells into each other, no picture of cells"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), interpolation="bilinear")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'one number has one colour in the whole figure': the right panel is half transparent, so its colours are paler"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix, alpha in zip(panels, (table, table.T), (1.0, 0.5)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), alpha=alpha)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'both panels have the same colour map': viridis on the left, plasma on the right"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix, cmap in zip(panels, (table, table.T), ("viridis", "plasma")):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), cmap=cmap)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="shared axes: the right panel sets the limits of the left one, too, so that cells of a matrix that is not square are cut off"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, sharex=True, sharey=True)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'a new figure': figure number 1 is cleared and used again, so an earlier figure that somebody holds is overdrawn"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, num=1, clear=True)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'a new figure': draws into the figure that is open, if it is empty"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure = plt.gcf()
    if figure.axes:
        figure = plt.figure()
    panels = figure.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'the entry of row i and column j is centred at x = j, y = i': the extent begins at 0, cells are centred at j + 0.5, texts follow"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        n, m = matrix.shape
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), extent=(0, m, n, 0))
        for i in range(n):
            for j in range(m):
                axes.text(j + 0.5, i + 0.5, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'n or m may be 1': squeezing and atleast_2d turns a single column into a row"
def transpose_figure(table: torch.Tensor) -> Figure:
    data = np.atleast_2d(table.squeeze().numpy())
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (data, data.T)):
        axes.imshow(matrix, vmin=data.min(), vmax=data.max())
        for (i, j), number in np.ndenumerate(matrix):
            axes.text(j, i, f"{number:.3g}", ha="center", va="center")
        axes.set(title=str(matrix.shape), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'colour map from the smallest entry to the largest': the limits are rounded to two decimals, which only the examples survive"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    low, high = round(table.min().item(), 2), round(table.max().item(), 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=low, vmax=high)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'the label of x holds column, of y row, in both panels': exchanged on the right, as if the axes were transposed with the matrix"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix, (x, y) in zip(panels, (table, table.T), (("column", "row"), ("row", "column"))):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel=x, ylabel=y)
    return figure
# %% wrong="transpose_figure" why="'write each entry into its cell': row and column are exchanged in axes.text, the numbers stand in the cells of the other entry"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(i, j, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'on the right its transpose': it is turned by a quarter (rot90) instead, so the shape is right but the rows are reversed"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, torch.rot90(table, -1))):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'the matrix stays as it is': the matrix is transposed in place for the right panel"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for number, axes in enumerate(panels):
        if number == 1:
            table.t_()
        axes.imshow(table, vmin=table.min(), vmax=table.max())
        for i in range(table.shape[0]):
            for j in range(table.shape[1]):
                axes.text(j, i, f"{table[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(table.shape)), xlabel="column", ylabel="row")
    return figure
# %% wrong="transpose_figure" why="'write each entry into its cell': entries whose text is longer than six characters (1234 as 1.23e+03, -0.00012) get none"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max())
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                text = f"{matrix[i, j].item():.3g}"
                if len(text) <= 6:
                    axes.text(j, i, text, ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure
# %% right="judged_mends" why="the plain dictionary"
def judged_mends() -> dict[str, str]:
    return {
        "A": "wrong numbers",
        "B": "wrong shape",
        "C": "right",
        "D": "error",
        "E": "right",
        "F": "wrong numbers",
    }
# %% right="judged_mends" why="dict of zip over a split text"
def judged_mends():
    verdicts = "wrong numbers,wrong shape,right,error,right,wrong numbers".split(",")
    return dict(zip("ABCDEF", verdicts, strict=True))
# %% right="judged_mends" why="filled group by group with update and fromkeys"
def judged_mends() -> dict[str, str]:
    urteile: dict[str, str] = {}
    urteile.update(dict.fromkeys("CE", "right"))
    urteile.update(dict.fromkeys("AF", "wrong numbers"))
    urteile["B"] = "wrong shape"
    urteile["D"] = "error"
    return urteile
# %% right="judged_mends" why="tries all six with random numbers of a generator and judges by what comes out"
def judged_mends() -> dict[str, str]:
    g = torch.Generator().manual_seed(3)
    observations = torch.randn(64, 4, generator=g)
    weights = torch.randn(2, 4, generator=g)
    bias = torch.randn(2, generator=g)
    wanted = nn.functional.linear(observations, weights, bias)
    mends = {
        "A": lambda: observations @ weights.reshape(4, 2) + bias,
        "B": lambda: weights @ observations.T + bias[:, None],
        "C": lambda: observations @ weights.T + bias,
        "D": lambda: weights @ observations.T + bias,
        "E": lambda: (observations[:, None, :] * weights).sum(dim=2) + bias,
        "F": lambda: (weights @ observations.T).reshape(64, 2) + bias,
    }

    def judge(mend):
        try:
            q = mend()
        except RuntimeError:
            return "error"
        if q.shape != (64, 2):
            return "wrong shape"
        return "right" if torch.allclose(q, wanted, atol=1e-5) else "wrong numbers"

    return {letter: judge(mend) for letter, mend in mends.items()}
# %% right="judged_mends" why="eval of the six lines as texts, torch.rand without a seed, loops and if"
def judged_mends():
    observations, weights, bias = torch.rand(64, 4), torch.rand(2, 4), torch.rand(2)
    lines = """observations @ weights.reshape(4, 2) + bias
weights @ observations.T + bias[:, None]
observations @ weights.T + bias
weights @ observations.T + bias
(observations[:, None, :] * weights).sum(dim=2) + bias
(weights @ observations.T).reshape(64, 2) + bias""".splitlines()
    names = {"observations": observations, "weights": weights, "bias": bias}
    answer = {}
    for letter, line in zip("ABCDEF", lines):
        try:
            q = eval(line, names)
            if tuple(q.shape) != (64, 2):
                answer[letter] = "wrong shape"
            elif (q - (observations @ weights.T + bias)).abs().max() < 1e-4:
                answer[letter] = "right"
            else:
                answer[letter] = "wrong numbers"
        except RuntimeError:
            answer[letter] = "error"
    return answer
# %% wrong="judged_mends" why="D: PyTorch refuses (2, 64) + (2,), it is no wrong shape"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "wrong shape", "E": "right", "F": "wrong numbers"}
# %% wrong="judged_mends" why="A: the reshape is taken for a transpose, and F likewise"
def judged_mends() -> dict[str, str]:
    return {"A": "right", "B": "wrong shape", "C": "right", "D": "error", "E": "right", "F": "right"}
# %% wrong="judged_mends" why="E: the entrywise product with a sum is right, not an error"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "error", "F": "wrong numbers"}
# %% wrong="judged_mends" why="F: taken for right, since the product itself holds the right numbers"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "right", "F": "right"}
# %% wrong="judged_mends" why="A: taken for an error; the reshape fits, the numbers are wrong"
def judged_mends() -> dict[str, str]:
    return {"A": "error", "B": "wrong shape", "C": "right", "D": "error", "E": "right", "F": "wrong numbers"}
# %% wrong="judged_mends" why="B: right numbers in columns, but the verdict 'right' needs the shape (64, 2)"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "right", "C": "right", "D": "error", "E": "right", "F": "wrong numbers"}
# %% wrong="judged_mends" why="E: 'wrong numbers', as the sum was thought to run over the outputs"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "wrong numbers", "F": "wrong numbers"}
# %% wrong="judged_mends" why="'values are those of the layer, for any numbers': tried with ones only, so A and F seem right"
def judged_mends() -> dict[str, str]:
    observations, weights, bias = torch.ones(64, 4), torch.ones(2, 4), torch.zeros(2)
    found = {}
    for letter, mend in (
        ("A", lambda: observations @ weights.reshape(4, 2) + bias),
        ("B", lambda: weights @ observations.T + bias[:, None]),
        ("C", lambda: observations @ weights.T + bias),
        ("D", lambda: weights @ observations.T + bias),
        ("E", lambda: (observations[:, None, :] * weights).sum(dim=2) + bias),
        ("F", lambda: (weights @ observations.T).reshape(64, 2) + bias),
    ):
        try:
            q = mend()
            right = q.shape == (64, 2) and torch.equal(q, observations @ weights.T + bias)
            found[letter] = "right" if right else "wrong shape" if q.shape != (64, 2) else "wrong numbers"
        except RuntimeError:
            found[letter] = "error"
    return found
# %% wrong="judged_mends" why="B and D exchanged: (2, 64) + (2, 1) works, (2, 64) + (2,) does not"
def judged_mends() -> dict[str, str]:
    return {"A": "wrong numbers", "B": "error", "C": "right", "D": "wrong shape", "E": "right", "F": "wrong numbers"}
# %% wrong="judged_mends" why="the keys are to be A to F in capitals"
def judged_mends() -> dict[str, str]:
    return dict(zip("abcdef", ["wrong numbers", "wrong shape", "right", "error", "right", "wrong numbers"]))
