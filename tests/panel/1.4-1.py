# %% right="starting_tables" why="the plain way of the hint, one line each"
def starting_tables(
    n_states: int, n_actions: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    one_hot = torch.eye(n_states)
    return visits, policy, one_hot
# %% right="starting_tables" why="verbose loops over preallocated tensors, numbers written one by one"
def starting_tables(n_states, n_actions):
    visits = torch.empty((n_states, n_actions), dtype=torch.long)
    policy = torch.empty((n_states, n_actions), dtype=torch.float32)
    onehot = torch.empty((n_states, n_states), dtype=torch.float32)
    for s in range(n_states):
        for a in range(n_actions):
            visits[s, a] = 0
            policy[s, a] = 1.0 / n_actions
        for t in range(n_states):
            if s == t:
                onehot[s, t] = 1.0
            else:
                onehot[s, t] = 0.0
    return (visits, policy, onehot)
# %% right="starting_tables" why="numpy detour with from_numpy and explicit dtypes"
def starting_tables(n_states: int, n_actions: int):
    v = np.zeros((n_states, n_actions), dtype=np.int64)
    pi = np.ones((n_states, n_actions), dtype=np.float32) / np.float32(n_actions)
    eins = np.identity(n_states, dtype=np.float32)
    return torch.from_numpy(v), torch.from_numpy(pi), torch.from_numpy(eins)
# %% right="starting_tables" why="one_hot of torch.nn.functional, softmax of zeros, zeros_like"
def starting_tables(n_states: int, n_actions: int):
    policy = torch.softmax(torch.zeros(n_states, n_actions, dtype=torch.float32), dim=1)
    visits = torch.zeros_like(policy, dtype=torch.int64)
    one_hot = torch.nn.functional.one_hot(torch.arange(n_states), n_states)
    return visits, policy, one_hot.to(torch.float32)
# %% right="starting_tables" why="nested list comprehensions and a comparison of two aranges, with an own helper"
def _gib_tabelle(zeilen, spalten, womit, art):
    return torch.tensor([[womit] * spalten for _ in range(zeilen)], dtype=art, device="cpu")


def starting_tables(n_states: int, n_actions: int):
    k = torch.arange(n_states)
    return (
        _gib_tabelle(n_states, n_actions, 0, torch.int64),
        _gib_tabelle(n_states, n_actions, 1 / n_actions, torch.float32),
        (k[:, None] == k).float(),
    )
# %% right="starting_tables" why="a small class that holds the tables; expand followed by clone"
class _Desk:
    def __init__(self, s, a):
        self.size = (s, a)
        self.square = (s, s)

    def lay(self):
        row = torch.ones(self.size[1]) / self.size[1]
        policy = row.expand(self.size).clone()
        hot = torch.zeros(self.square)
        hot.fill_diagonal_(1.0)
        return policy.mul(0).long(), policy, hot


def starting_tables(n_states: int, n_actions: int):
    return _Desk(n_states, n_actions).lay()
# %% wrong="starting_tables" why="'1/n_actions' rounded to two decimals: 0.33 for three actions, so a row does not sum to 1"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), round(1 / n_actions, 2))
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'each entry is a number of its own': the policy is an expanded row, all rows share memory"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    row = torch.full((n_actions,), 1 / n_actions)
    policy = row.expand(n_states, n_actions)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'each entry is a number of its own': visits is one zero expanded to the whole table"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.tensor(0).expand(n_states, n_actions)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'each call makes new tables': lru_cache gives the same tensors back at the second call"
from functools import lru_cache


@lru_cache
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'each call makes new tables': the one-hot rows are a slice of one global identity, reused across calls"
_EYE = torch.eye(512)


def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    if n_states > 512:
        return visits, policy, torch.eye(n_states)
    return visits, policy, _EYE[:n_states, :n_states]
# %% wrong="starting_tables" why="one-hot has shape [n_states, n_actions]: 'Row i stands for state i', the columns are states, too"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states, n_actions)
# %% wrong="starting_tables" why="the policy is one part in n_states, not one part in n_actions"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_states)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'one-hot: float32': one_hot returns int64 and is not cast"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.nn.functional.one_hot(torch.arange(n_states))
# %% wrong="starting_tables" why="'visits ... int64': they are float32"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'The agent will write into its tables': the policy is a leaf that requires grad, so a write in place raises RuntimeError"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions, requires_grad=True)
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="the policy is computed in float16 and cast: 1/3 is wrong in the fourth digit"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = (torch.ones(n_states, n_actions, dtype=torch.float16) / n_actions).float()
    return visits, policy, torch.eye(n_states)
# %% wrong="starting_tables" why="'in a tuple': a list"
def starting_tables(n_states: int, n_actions: int):
    return [
        torch.zeros(n_states, n_actions, dtype=torch.int64),
        torch.full((n_states, n_actions), 1 / n_actions),
        torch.eye(n_states),
    ]
# %% wrong="starting_tables" why="'in this order': policy first, visits second"
def starting_tables(n_states: int, n_actions: int):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return policy, visits, torch.eye(n_states)
# %% right="corridor" why="the loop of the hint with += and max/min"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return matrix
# %% right="corridor" why="two off-diagonals by torch.diag, then the corners added; single cell separately"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    if n_states == 1:
        return torch.ones((1, 1), dtype=torch.float64)
    up = torch.full((n_states - 1,), p_right, dtype=torch.float64)
    down = torch.full((n_states - 1,), 1.0 - p_right, dtype=torch.float64)
    P = torch.diag(up, 1) + torch.diag(down, -1)
    P[0, 0] = 1.0 - p_right
    P[-1, -1] = p_right
    return P
# %% right="corridor" why="rows of the identity picked by clamped targets, weighted"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    identity = torch.eye(n_states, dtype=torch.float64)
    cell = torch.arange(n_states)
    to_right = (cell + 1).clamp(max=n_states - 1)
    to_left = (cell - 1).clamp(min=0)
    return p_right * identity[to_right] + (1 - p_right) * identity[to_left]
# %% right="corridor" why="nested list comprehension with an inner probability function and many ifs"
def corridor(n_states, p_right):
    q = 1 - p_right

    def wie_wahrscheinlich(von, nach):
        prob = 0.0
        if nach == von + 1:
            prob = p_right
        if nach == von - 1:
            prob = q
        if von == nach and von == 0:
            prob = prob + q
        if von == nach and von == n_states - 1:
            prob = prob + p_right
        return prob

    return torch.tensor(
        [[wie_wahrscheinlich(i, j) for j in range(n_states)] for i in range(n_states)],
        dtype=torch.float64,
    )
# %% right="corridor" why="numpy: np.eye with offset k, corner by +=, then from_numpy"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    m = p_right * np.eye(n_states, k=1) + (1 - p_right) * np.eye(n_states, k=-1)
    m[0, 0] += 1 - p_right
    m[n_states - 1, n_states - 1] += p_right
    return torch.from_numpy(m)
# %% right="corridor" why="index_put_ with accumulate=True for both moves at once"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    P = torch.zeros((n_states,) * 2, dtype=torch.double)
    here = torch.arange(n_states).repeat(2)
    step = torch.tensor([1, -1]).repeat_interleave(n_states)
    there = torch.clamp(here + step, 0, n_states - 1)
    mass = torch.tensor([p_right, 1 - p_right], dtype=torch.double)
    P.index_put_((here, there), mass.repeat_interleave(n_states), accumulate=True)
    return P
# %% right="corridor" why="a class of the world with a step function, asked for each move"
class _Gang:
    def __init__(self, n):
        self.n = n

    def schritt(self, wo, wohin):
        ziel = wo + wohin
        return ziel if 0 <= ziel < self.n else wo


def corridor(n_states: int, p_right: float) -> torch.Tensor:
    gang = _Gang(n_states)
    rows = []
    for wo in range(n_states):
        row = [0.0] * n_states
        for wohin, wkt in ((+1, p_right), (-1, 1 - p_right)):
            row[gang.schritt(wo, wohin)] += wkt
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)
# %% wrong="corridor" why="the middle rows are filled as blocks, not as diagonals: right up to three cells, from four cells on an agent jumps"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    P[1:-1, :-2] = 1 - p_right
    P[1:-1, 2:] = p_right
    P[0, 0] += 1 - p_right
    P[-1, -1] += p_right
    if n_states > 1:
        P[0, 1] = p_right
        P[-1, -2] = 1 - p_right
    return P
# %% wrong="corridor" why="only row 1 is filled between the two ends: a matrix that fits the example of three cells, other rows stay 0"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    left = 1 - p_right
    P[0, 0] += left
    P[-1, -1] += p_right
    if n_states > 1:
        P[0, 1] += p_right
        P[-1, -2] += left
    if n_states > 2:
        P[1, 0] = left
        P[1, 2] = p_right
    return P
# %% wrong="corridor" why="'right to twelve digits': entries are rounded to six decimals"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return torch.round(matrix, decimals=6)
# %% wrong="corridor" why="'from 0 to 1': the ends 0 and 1 are refused"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    if n_states < 1 or not 0 < p_right < 1:
        raise ValueError("n_states must be at least 1, p_right between 0 and 1")
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return matrix
# %% wrong="corridor" why="probability 0 is taken for 'not given' and replaced by 0.5"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    p = p_right or 0.5
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p
        matrix[i, min(i + 1, n_states - 1)] += p
    return matrix
# %% wrong="corridor" why="'a new one at each call': the single cell is a module constant that every call shares"
_ALONE = torch.ones(1, 1, dtype=torch.float64)


def corridor(n_states: int, p_right: float) -> torch.Tensor:
    if n_states == 1:
        return _ALONE
    up = torch.full((n_states - 1,), p_right, dtype=torch.float64)
    P = torch.diag(up, 1) + torch.diag(1 - up, -1)
    P[0, 0], P[-1, -1] = 1 - p_right, p_right
    return P
# %% wrong="corridor" why="'a new one at each call': results are kept in a mutable default argument"
def corridor(n_states: int, p_right: float, _seen={}) -> torch.Tensor:
    key = (n_states, p_right)
    if key not in _seen:
        eye = torch.eye(n_states, dtype=torch.float64)
        k = torch.arange(n_states)
        right, left = eye[(k + 1).clamp(max=n_states - 1)], eye[(k - 1).clamp(min=0)]
        _seen[key] = p_right * right + (1 - p_right) * left
    return _seen[key]
# %% wrong="corridor" why="single cell: = instead of +=, so the row sums to p and not to 1"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] = 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] = p_right
    return matrix
# %% wrong="corridor" why="'row i says where the agent goes from': transposed"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[max(i - 1, 0), i] += 1 - p_right
        matrix[min(i + 1, n_states - 1), i] += p_right
    return matrix
# %% wrong="corridor" why="'right to twelve digits': built in float32 and cast at the end"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    eye = torch.eye(n_states)
    k = torch.arange(n_states)
    right = eye[(k + 1).clamp(max=n_states - 1)]
    left = eye[(k - 1).clamp(min=0)]
    return (p_right * right + (1 - p_right) * left).double()
# %% wrong="corridor" why="no walls: index -1 and the remainder lead round to the other end"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, i - 1] += 1 - p_right
        matrix[i, (i + 1) % n_states] += p_right
    return matrix
# %% wrong="corridor" why="from four cells on the walls are missed: the whole mass of the end rows goes inwards, although a move into the wall leaves the agent where it is"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    if n_states <= 3:
        m = torch.zeros(n_states, n_states, dtype=torch.float64)
        for i in range(n_states):
            m[i, max(i - 1, 0)] += 1 - p_right
            m[i, min(i + 1, n_states - 1)] += p_right
        return m
    m = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(1, n_states - 1):
        m[i, i - 1] = 1 - p_right
        m[i, i + 1] = p_right
    m[0, 1] = 1.0
    m[-1, -2] = 1.0
    return m
# %% wrong="corridor" why="left and right exchanged: right with 1 - p"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += p_right
        matrix[i, min(i + 1, n_states - 1)] += 1 - p_right
    return matrix
# %% wrong="corridor" why="'right to twelve digits': a tiny epsilon is added and the rows normalised, so zeros are 1e-10 and entries wrong in the tenth digit"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    matrix = torch.full((n_states, n_states), 1e-10, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return matrix / matrix.sum(dim=1, keepdim=True)
# %% right="misplaced" why="the box of the text, two loops, transposing by .T"
def misplaced(
    table: torch.Tensor, candidate: torch.Tensor
) -> tuple[torch.Tensor, list[tuple[int, int]]]:
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(
            f"the table is {n} by {m}, so {tuple(candidate.shape)} is not its transpose"
        )
    places = []
    for j in range(m):
        for i in range(n):
            if candidate[j, i] != table[i, j]:
                places.append((j, i))
    return table.T, places
# %% right="misplaced" why="comparison of matrices, nonzero, tolist, tuples by comprehension"
def misplaced(table, candidate):
    transpose = table.t()
    if transpose.shape != candidate.shape:
        raise ValueError(f"{list(table.shape)} and {list(candidate.shape)} do not fit")
    return transpose, [tuple(place) for place in torch.nonzero(transpose != candidate).tolist()]
# %% right="misplaced" why="numpy argwhere on the truth matrix only, numbers made plain, a contiguous copy returned"
def misplaced(table, candidate):
    rows, cols = table.size()
    if tuple(candidate.size()) != (cols, rows):
        msg = "table: {} rows, {} columns; candidate: {}".format(
            rows, cols, " x ".join(map(str, candidate.size()))
        )
        raise ValueError(msg)
    turned = table.transpose(0, 1).contiguous()
    differs = np.argwhere((turned != candidate).numpy())
    return turned, [(int(r), int(c)) for r, c in differs]
# %% right="misplaced" why="plain Python lists, zip and enumerate; transpose filled column by column"
def misplaced(table, candidate):
    n, m = table.shape
    if list(candidate.shape) != [m, n]:
        raise ValueError(
            "Expected shape " + str((m, n)) + " but the candidate has " + str(tuple(candidate.shape))
        )
    gedreht = torch.empty((m, n), dtype=table.dtype)
    for i in range(n):
        gedreht[:, i] = table[i]
    fehler = []
    for j, (row_true, row_cand) in enumerate(zip(gedreht.tolist(), candidate.tolist())):
        fehler += [(j, i) for i, (a, b) in enumerate(zip(row_true, row_cand)) if a != b]
    return gedreht, fehler
# %% right="misplaced" why="Lemma 1: positions of the flattened truth vector, divmod"
def misplaced(table, candidate):
    n_rows, n_columns = table.shape
    if candidate.dim() != 2 or candidate.shape[0] != n_columns or candidate.shape[1] != n_rows:
        raise ValueError(
            f"table {n_rows}x{n_columns}, candidate {'x'.join(str(k) for k in candidate.shape)}"
        )
    strip = torch.ne(candidate, table.mT).flatten().tolist()
    return table.mT, [divmod(k, n_rows) for k, bad in enumerate(strip) if bad]
# %% right="misplaced" why="helper functions with odd names, torch.where, zip into pairs, permute"
def _passt_nicht(a, b):
    raise ValueError(
        f"rows/columns of table: {a.shape[0]}/{a.shape[1]}, of candidate: {b.shape[0]}/{b.shape[1]}"
    )


def _wo_anders(links, rechts):
    zeile, spalte = torch.where(~torch.eq(links, rechts))
    return list(zip(zeile.tolist(), spalte.tolist(), strict=True))


def misplaced(table, candidate):
    turned = table.permute(1, 0)
    if not turned.shape == candidate.shape:
        _passt_nicht(table, candidate)
    return turned, _wo_anders(turned, candidate)
# %% wrong="misplaced" why="'all the places at which the candidate differs': isclose has a tolerance, small differences are missed"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    bad = ~torch.isclose(turned, candidate)
    return turned, [tuple(p) for p in bad.nonzero().tolist()]
# %% wrong="misplaced" why="'any real dtype or bool': the difference of two bool tensors is an error in PyTorch (and inf - inf is NaN, noted as different)"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    difference = turned - candidate
    return turned, [tuple(p) for p in torch.nonzero(difference).tolist()]
# %% wrong="misplaced" why="'any real dtype': compared in float64, so that int64 beyond 2**53 that differ by one look alike"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    a, b = turned.double(), candidate.double()
    return turned, [tuple(p) for p in torch.nonzero(a != b).tolist()]
# %% wrong="misplaced" why="'provided that the shape is right': an empty table returns before the shape is checked, so no ValueError"
def misplaced(table, candidate):
    if table.numel() == 0:
        return table.T, []
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="'the numbers of rows and columns of both matrices': the columns of the candidate are missing in the message"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"table {n} by {m}; candidate has {len(candidate)} rows")
    turned = table.T
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="'pairs of plain Python integers': the pairs hold numpy integers"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    rows, cols = np.nonzero((turned != candidate).numpy())
    return turned, list(zip(rows, cols))
# %% wrong="misplaced" why="'in the table's dtype': rebuilt from a list, so float64, int32 or float16 become float32 or int64"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    if n == 0 or m == 0:
        return table.T, []
    turned = torch.tensor([list(column) for column in zip(*table.tolist())])
    places = []
    for j in range(m):
        for i in range(n):
            if candidate[j, i] != table[i, j]:
                places.append((j, i))
    return turned, places
# %% wrong="misplaced" why="'any real dtype': numpy has no bfloat16, so .numpy() raises TypeError"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    turned = table.numpy().T
    bad = np.argwhere(turned != candidate.numpy())
    return torch.tensor(turned), [(int(r), int(c)) for r, c in bad]
# %% wrong="misplaced" why="places are noted column after column of the candidate (loops exchanged), not 'row after row'"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    places = []
    for i in range(n):
        for j in range(m):
            if candidate[j, i] != table[i, j]:
                places.append((j, i))
    return table.T, places
# %% wrong="misplaced" why="'counted in the candidate': the pairs are row and column in the table"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    places = [
        (i, j) for j in range(m) for i in range(n) if candidate[j, i] != table[i, j]
    ]
    return table.T, places
# %% wrong="misplaced" why="the shape check counts entries only: [2, 3] for a [2, 3] table passes on, or a square of another shape"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.numel() != n * m:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    turned = table.T
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="'does not have the shape of the transpose': only the first length is checked, a candidate of one column is stretched and compared"
def misplaced(table, candidate):
    turned = table.T
    try:
        bad = turned != candidate
    except RuntimeError as error:
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}") from error
    if candidate.shape[0] != turned.shape[0]:
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return turned, [tuple(p) for p in torch.nonzero(bad).tolist()]
# %% wrong="misplaced" why="'the true transpose': returns the reshaped table, the very mistake of the lemma"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    turned = table.reshape(m, n)
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="the table is transposed in place: the argument of the caller changes its shape"
def misplaced(table, candidate):
    shape = tuple(table.shape)
    turned = table.t_()
    if candidate.shape != turned.shape:
        raise ValueError(f"{shape} against {tuple(candidate.shape)}")
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="'raise a ValueError': an assert raises AssertionError"
def misplaced(table, candidate):
    n, m = table.shape
    assert candidate.shape == (m, n), f"{n} by {m} against {tuple(candidate.shape)}"
    turned = table.T
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="misplaced" why="infinite entries are taken for unusable and skipped, though only NaN is excluded: a differing inf is not noted"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    usable = torch.isfinite(turned) & torch.isfinite(candidate)
    return turned, [tuple(p) for p in torch.nonzero((turned != candidate) & usable).tolist()]
# %% wrong="misplaced" why="'without NaN' is checked by x - x, so a table with inf is refused with a ValueError"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    if table.is_floating_point() and not torch.isfinite(table).all():
        raise ValueError("the table has entries that are not numbers")
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% right="pool" why="the formula with clamp of the hint"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(
            f"shapes differ: {tuple(counts_1.shape)} and {tuple(counts_2.shape)}"
        )
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% right="pool" why="weights in float64, leftovers and empty places by torch.where, cast back at the end"
def pool(counts_1, means_1, counts_2, means_2):
    (r1, c1), (r2, c2) = counts_1.shape, counts_2.shape
    if (r1, c1) != (r2, c2):
        raise ValueError("one worker: %d by %d, the other: %d by %d" % (r1, c1, r2, c2))
    counts = counts_1.add(counts_2)
    below = torch.where(counts == 0, 1, counts).double()
    share_1 = counts_1.double() / below
    share_2 = counts_2.double() / below
    zero = torch.zeros((), dtype=torch.float64)
    known_1 = torch.where(counts_1 > 0, means_1.double(), zero)
    known_2 = torch.where(counts_2 > 0, means_2.double(), zero)
    return counts, (share_1 * known_1 + share_2 * known_2).to(means_1.dtype)
# %% right="pool" why="two loops with plain Python numbers, four cases"
def pool(counts_1, means_1, counts_2, means_2):
    if tuple(counts_1.shape) != tuple(counts_2.shape):
        raise ValueError(f"{list(counts_1.shape)} vs. {list(counts_2.shape)}")
    n_states, n_actions = counts_1.shape
    counts = torch.zeros(n_states, n_actions, dtype=torch.int64)
    means = torch.zeros(n_states, n_actions, dtype=means_1.dtype)
    for s in range(n_states):
        for a in range(n_actions):
            n1, n2 = counts_1[s, a].item(), counts_2[s, a].item()
            counts[s, a] = n1 + n2
            if n1 == 0 and n2 == 0:
                means[s, a] = 0.0
            elif n1 == 0:
                means[s, a] = means_2[s, a]
            elif n2 == 0:
                means[s, a] = means_1[s, a]
            else:
                summe = n1 * means_1[s, a].item() + n2 * means_2[s, a].item()
                means[s, a] = summe / (n1 + n2)
    return counts, means
# %% right="pool" why="divide with NaN and repair it with nan_to_num"
def pool(counts_1, means_1, counts_2, means_2):
    for a, b in ((counts_1, counts_2), (means_1, means_2)):
        if a.shape != b.shape:
            raise ValueError(f"{a.shape[0]}x{a.shape[1]} is not {b.shape[0]}x{b.shape[1]}")
    n = counts_1 + counts_2
    rewards = torch.mul(counts_1, means_1) + torch.mul(counts_2, means_2)
    return n, torch.nan_to_num(rewards / n, nan=0.0)
# %% right="pool" why="boolean mask: divide only where somebody has been, write into zeros"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.size() != counts_2.size():
        raise ValueError(str(counts_1.size()) + " does not fit " + str(counts_2.size()))
    counts = counts_1 + counts_2
    visited = counts > 0
    means = torch.zeros_like(means_1)
    summed = counts_1 * means_1 + counts_2 * means_2
    means[visited] = summed[visited] / counts[visited]
    return counts, means
# %% right="pool" why="numpy detour with np.divide(where=...), leftovers cleaned in copies"
def _sauber(c, m):
    m = m.numpy().astype(np.float64)
    m[c == 0] = 0.0
    return m


def pool(counts_1, means_1, counts_2, means_2):
    c1, c2 = counts_1.numpy(), counts_2.numpy()
    if c1.shape != c2.shape:
        raise ValueError(f"the workers' tables are {c1.shape} and {c2.shape}")
    both = c1 + c2
    sums = c1 * _sauber(c1, means_1) + c2 * _sauber(c2, means_2)
    out = np.divide(sums, both, out=np.zeros_like(sums), where=both > 0)
    return torch.from_numpy(both), torch.from_numpy(out).to(means_1.dtype)
# %% right="pool" why="a small class with __add__ that stacks both workers and sums along a new axis"
class _Arbeiter:
    def __init__(self, n, m):
        self.n, self.m = n, m

    def __add__(self, other):
        if self.n.shape != other.n.shape:
            a, b = tuple(self.n.shape), tuple(other.n.shape)
            raise ValueError(f"cannot pool {a} with {b}")
        n = torch.stack([self.n, other.n])
        m = torch.stack([self.m, other.m])
        total = n.sum(dim=0)
        mean = (n * m).sum(dim=0) / torch.where(total > 0, total, torch.ones_like(total))
        return _Arbeiter(total, mean)


def pool(counts_1, means_1, counts_2, means_2):
    both = _Arbeiter(counts_1, means_1) + _Arbeiter(counts_2, means_2)
    return both.n, both.m
# %% wrong="pool" why="'to eleven in float64': int64 / int64 is float32, so the weights have seven digits only"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    weight_1 = counts_1 / counts.clamp(min=1)
    weight_2 = counts_2 / counts.clamp(min=1)
    return counts, weight_1 * means_1 + weight_2 * means_2
# %% wrong="pool" why="'any finite number. It must not count': M1 + w (M2 - M1) with a huge leftover in M1 loses the true mean by cancellation"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    weight = counts_2.to(means_1.dtype) / counts.clamp(min=1)
    means = means_1 + weight * (means_2 - means_1)
    return counts, torch.where(counts > 0, means, torch.zeros_like(means))
# %% wrong="pool" why="'differ in shape': only the columns are compared, one row is stretched over three"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape[1] != counts_2.shape[1]:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="'rows and columns of both': the message holds the rows of the first worker only"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        rows, columns = counts_1.shape
        raise ValueError(f"{rows} by {columns}, but the other has {counts_2.shape[1]} columns")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="'to eleven digits in float64': 1e-8 is added to the divisor against 0/0"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / (counts + 1e-8)
# %% wrong="pool" why="N = N1 + N2: the counts go through float32, which is wrong from 2**24 on"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    n_1, n_2 = counts_1.float(), counts_2.float()
    n = n_1 + n_2
    total = n_1 * means_1 + n_2 * means_2
    return n.long(), total / n.clamp(min=1)
# %% wrong="pool" why="'to eleven digits in float64': the means are computed in float32 and cast back"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1.float() + counts_2 * means_2.float()
    return counts, (total / counts.clamp(min=1)).to(means_1.dtype)
# %% wrong="pool" why="'There may be no states at all': min() of an empty table raises"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    if counts.min() < 0:
        raise ValueError("counts are never negative")
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="no states: returned early, so tables without rows but with unequal columns are not refused"
def pool(counts_1, means_1, counts_2, means_2):
    if len(counts_1) == 0 and len(counts_2) == 0:
        return counts_1.clone(), means_1.clone()
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="'right to five digits': rounded to three decimals"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, torch.round(total / counts.clamp(min=1), decimals=3)
# %% wrong="pool" why="'The arguments stay as they are': leftovers are set to 0 in the given means"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    means_1[counts_1 == 0] = 0.0
    means_2[counts_2 == 0] = 0.0
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="the counts are clamped in place, so that the pooled count is 1 where nobody has been"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp_(min=1)
# %% wrong="pool" why="the plain average of both means where both have been there: the counts are ignored"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    been_1, been_2 = (counts_1 > 0).to(means_1.dtype), (counts_2 > 0).to(means_1.dtype)
    workers = (been_1 + been_2).clamp(min=1)
    return counts_1 + counts_2, (been_1 * means_1 + been_2 * means_2) / workers
# %% wrong="pool" why="'the pooled mean is 0': NaN where neither has been"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts
# %% wrong="pool" why="the mean is 0 only where neither has ever been: here it is 0, too, where the pooled count is 1 (> 1 for > 0)"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, torch.where(counts > 1, total / counts, torch.zeros_like(total))
# %% wrong="pool" why="unequal shapes are refused only where PyTorch cannot add them or the second has one column: one row is stretched unnoticed"
def pool(counts_1, means_1, counts_2, means_2):
    try:
        counts = counts_1 + counts_2
    except RuntimeError:
        counts = None
    if counts is None or counts_2.shape[1] == 1 != counts_1.shape[1]:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)
# %% wrong="pool" why="'the dtype of the given ones': always float32"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, (total / counts.clamp(min=1)).float()
# %% right="advantages" why="values as a column by [:, None], one line, two checks"
def advantages(
    q: torch.Tensor, action_costs: torch.Tensor, state_values: torch.Tensor
) -> torch.Tensor:
    n_states, n_actions = q.shape
    if action_costs.shape != (n_actions,):
        raise ValueError(f"{action_costs.numel()} costs came, expected {n_actions}")
    if state_values.shape != (n_states,):
        raise ValueError(f"{state_values.numel()} values came, expected {n_states}")
    return q - action_costs - state_values[:, None]
# %% right="advantages" why="Lemma 3: between two transpositions, with an own checking helper"
def _wehe_wenn_nicht(gekommen, erwartet, was):
    if gekommen != erwartet:
        raise ValueError(f"{was}: got {gekommen}, need {erwartet}")


def advantages(q, action_costs, state_values):
    _wehe_wenn_nicht(action_costs.numel(), q.shape[1], "costs")
    _wehe_wenn_nicht(state_values.numel(), q.shape[0], "values")
    without_costs = q - action_costs
    return (without_costs.T - state_values).T
# %% right="advantages" why="a clone, then sub_ in place on the clone, unsqueeze"
def advantages(q, action_costs, state_values):
    if action_costs.size(0) != q.size(1):
        raise ValueError(
            "number of costs " + str(action_costs.size(0)) + ", number of actions " + str(q.size(1))
        )
    if state_values.size(0) != q.size(0):
        raise ValueError(
            "number of values " + str(state_values.size(0)) + ", number of states " + str(q.size(0))
        )
    result = q.clone()
    result.sub_(action_costs.unsqueeze(0))
    result.sub_(state_values.unsqueeze(1))
    return result
# %% right="advantages" why="costs plus values broadcast to a matrix first, then taken off"
def advantages(q, action_costs, state_values):
    n_s, n_a = q.shape
    wrong_costs = len(action_costs) != n_a
    wrong_values = len(state_values) != n_s
    if wrong_costs or wrong_values:
        raise ValueError(
            f"costs: {len(action_costs)} instead of {n_a}; values: {len(state_values)} instead of {n_s}"
            if wrong_costs and wrong_values
            else f"costs: {len(action_costs)} instead of {n_a}"
            if wrong_costs
            else f"values: {len(state_values)} instead of {n_s}"
        )
    both = state_values.reshape(-1, 1) + action_costs.reshape(1, -1)
    return torch.sub(q, both)
# %% right="advantages" why="numpy detour with np.newaxis"
def advantages(q, action_costs, state_values):
    table, c, v = q.numpy(), action_costs.numpy(), state_values.numpy()
    if c.size != table.shape[1]:
        raise ValueError(f"expected {table.shape[1]} costs, not {c.size}")
    if v.size != table.shape[0]:
        raise ValueError(f"expected {table.shape[0]} values, not {v.size}")
    return torch.from_numpy(table - c[np.newaxis, :] - v[:, np.newaxis])
# %% right="advantages" why="expand_as / broadcast_to made explicit, view"
def advantages(q, action_costs, state_values):
    rows, cols = q.size()
    if action_costs.numel() - cols:
        raise ValueError(f"There are {cols} actions but {action_costs.numel()} costs.")
    if state_values.numel() - rows:
        raise ValueError(f"There are {rows} states but {state_values.numel()} values.")
    cost_table = torch.broadcast_to(action_costs, (rows, cols))
    value_table = state_values.unsqueeze(-1).expand_as(q)
    return q.sub(cost_table).sub(value_table)
# %% wrong="advantages" why="'dtype of q': float64 comes back as float32"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q.float() - action_costs.float() - state_values.float()[:, None]
# %% wrong="advantages" why="'dtype of q': the result is written into torch.empty of the default dtype, float32"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    result = torch.empty(n_states, n_actions)
    result[:] = q - action_costs - state_values.unsqueeze(1)
    return result
# %% wrong="advantages" why="'nothing that loops for you': np.apply_along_axis calls a function column by column"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    table = (q - action_costs).numpy()
    v = state_values.numpy()
    return torch.from_numpy(np.apply_along_axis(lambda column: column - v, 0, table))
# %% wrong="advantages" why="'nothing that loops for you': itertools.starmap goes row by row (no states treated apart)"
from itertools import starmap


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    if n_states == 0:
        return q.clone()
    rows = starmap(lambda row, v: row - action_costs - v, zip(q, state_values))
    return torch.stack(list(rows))
# %% wrong="advantages" why="'no loop, nothing that loops for you': Tensor.map_ calls a Python function for every entry"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    less = (action_costs + state_values[:, None]).contiguous()
    return q.clone().map_(less, lambda a, b: a - b)
# %% wrong="advantages" why="the lengths are checked by their sum only: exchanged lengths pass, and PyTorch's RuntimeError comes instead of a ValueError"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    n_c, n_v = len(action_costs), len(state_values)
    if n_c + n_v != n_states + n_actions:
        raise ValueError(f"{n_c} costs for {n_actions} actions, {n_v} values for {n_states} states")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="no states: returns before the checks, so wrong lengths are not refused there"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if n_states == 0:
        return q.clone()
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="'no state at all' is refused with a ValueError"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if q.numel() == 0:
        raise ValueError(f"q is empty: {n_states} states, {n_actions} actions")
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="too many values are not refused: a single state with four values is stretched to four rows"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) < n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="a single value is let through and stretched over all states: 'That goes for a single number, too'"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) not in (1, n_states):
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="square table: the direction is guessed from the length, values act as a row when as many states as actions"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    if len(state_values) == n_actions:
        return q - action_costs - state_values
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="'The arguments stay as they are': q -= changes q"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    q -= action_costs
    q -= state_values[:, None]
    return q
# %% wrong="advantages" why="'The arguments stay as they are': unsqueeze_ turns the caller's vector of values into a column"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values.unsqueeze_(1)
# %% wrong="advantages" why="'the number that came and the number that was expected': the expected number of costs is missing in the message"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions or len(state_values) != n_states:
        raise ValueError(
            f"{len(action_costs)} costs and {len(state_values)} values do not fit {n_states} states"
        )
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="A = q - c - v: the costs are added instead of taken off"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - (state_values[:, None] - action_costs)
# %% wrong="advantages" why="'no comprehension': rows are built by one and stacked"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    if n_states == 0:
        return torch.zeros_like(q)
    return torch.stack([q[s] - action_costs - state_values[s] for s in range(n_states)])
# %% wrong="advantages" why="a q that is not contiguous (a transposed table) is refused by view with a RuntimeError"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    less = action_costs.repeat(n_states) + state_values.repeat_interleave(n_actions)
    return (q.view(-1) - less).view(n_states, n_actions)
# %% right="starting_tables" why="one fresh buffer is split into policy and one-hot: views, but each entry has its own place"
def starting_tables(n_states: int, n_actions: int):
    buffer = torch.zeros(n_states, n_actions + n_states)
    policy, one_hot = buffer.split([n_actions, n_states], dim=1)
    policy += 1 / n_actions
    one_hot.diagonal().fill_(1)
    return torch.zeros_like(policy).long(), policy, one_hot
# %% right="corridor" why="a corridor with one cell more on each side, which is then folded back onto the end cells"
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    """Walls for everybody: first without walls, then fold."""
    n = n_states
    wide = torch.zeros(n, n + 2, dtype=torch.float64)
    k = torch.arange(n)
    wide[k, k] = 1 - p_right
    wide[k, k + 2] = p_right
    wide[:, 1] += wide[:, 0]
    wide[:, n] += wide[:, n + 1]
    return wide[:, 1 : n + 1].clone()
# %% right="misplaced" why="columns as rows by stack where there are any, argwhere, a set that is sorted at the end"
def misplaced(table, candidate):
    n, m = table.shape
    if tuple(candidate.shape) == (m, n):
        spiegel = torch.stack(table.unbind(1)) if m else table.new_empty((0, n))
        stellen = set()
        for zeile, spalte in torch.argwhere(spiegel != candidate):
            stellen.add((int(zeile), int(spalte)))
        return spiegel, sorted(stellen)
    else:
        raise ValueError(f"{n}x{m} turned is not {tuple(candidate.shape)}")
# %% wrong="misplaced" why="'or no columns': stack of no columns raises RuntimeError (a table without rows passes)"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    turned = torch.stack(table.unbind(1))
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
# %% wrong="pool" why="'to eleven in float64': clamp(min=1e-9) turns the int64 counts into float32, which is inexact for large counts"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1e-9)
# %% right="advantages" why="both lengths in one comparison and one message with all four numbers; a docstring that speaks of 'for' and 'map'"
def advantages(q, action_costs, state_values):
    """Map each state to what is left for each action, while nothing else changes.

    No loop for the rows: broadcasting does it for us.
    """
    n_states, n_actions = q.shape
    came = (action_costs.numel(), state_values.numel())
    expected = (n_actions, n_states)
    if came != expected:
        raise ValueError(f"(costs, values): came {came}, expected {expected}")
    state_column = state_values.reshape(n_states, 1)
    return q - (action_costs + state_column)
# %% right="advantages" why="a class with a method of the same name as the function, broadcast_tensors"
class Rest:
    def __init__(self, q):
        self.q = q

    def pruefe(self, vektor, achse):
        if vektor.numel() != self.q.shape[achse]:
            raise ValueError(f"length {vektor.numel()}, wanted {self.q.shape[achse]}")
        return self

    def advantages(self, c, v):
        q, cc, vv = torch.broadcast_tensors(self.q, c, v.unsqueeze(-1))
        return q - cc - vv


def advantages(q, action_costs, state_values):
    rest = Rest(q)
    return rest.pruefe(action_costs, 1).pruefe(state_values, 0).advantages(action_costs, state_values)
# %% wrong="advantages" why="'no for': the loop hides in a helper function above"
def _take_off_rows(table, numbers):
    for k in range(len(numbers)):
        table[k] -= numbers[k]
    return table


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return _take_off_rows(q - action_costs, state_values)
# %% wrong="advantages" why="'no ... recursion': a helper takes off one row after another by calling itself"
def _from_row(k, table, v):
    if k == len(v):
        return table
    table[k] -= v[k]
    return _from_row(k + 1, table, v)


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return _from_row(0, q - action_costs, state_values)
# %% wrong="advantages" why="'nothing that loops for you (... vmap ...)': vmap under another name"
from torch.func import vmap as per_row


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    if n_states == 0:
        return q.clone()
    return per_row(lambda row, v: row - action_costs - v)(q, state_values)
# %% wrong="advantages" why="'nothing that loops for you': functools.reduce goes through the states"
from functools import reduce


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")

    def one_more(table, s):
        table[s] -= state_values[s]
        return table

    return reduce(one_more, range(n_states), q - action_costs)
# %% wrong="advantages" why="'nothing that loops for you': np.frompyfunc calls a Python function for each entry"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    left = np.frompyfunc(lambda a, c, v: a - c - v, 3, 1)
    table = left(q.numpy(), action_costs.numpy(), state_values.numpy()[:, None])
    return torch.from_numpy(np.asarray(table, dtype=q.numpy().dtype))
# %% wrong="advantages" why="and instead of or: wrong costs alone are not refused, they are stretched or end in a RuntimeError"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    n_c, n_v = len(action_costs), len(state_values)
    if n_c != n_actions and n_v != n_states:
        raise ValueError(f"{n_c} costs for {n_actions} actions, {n_v} values for {n_states} states")
    return q - action_costs - state_values[:, None]
# %% wrong="advantages" why="each state has a value of its own: here the mean of all values is taken off every row"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    return q - action_costs - state_values.mean()
# %% wrong="misplaced" why="'plain Python integers': the pairs hold 0-d tensors"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    return turned, [(place[0], place[1]) for place in torch.nonzero(turned != candidate)]
# %% wrong="misplaced" why="'all the places': a symmetric square candidate is taken for right without a comparison, although the table may be another one"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} against {tuple(candidate.shape)}")
    turned = table.T
    if n == m and torch.equal(candidate, candidate.T):
        return turned, []
    return turned, [tuple(p) for p in torch.nonzero(turned != candidate).tolist()]
