# %% right="starting_tables" why="zeros, full, eye straight from the hint, dtypes all named"
def starting_tables(
    n_states: int, n_actions: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the tables with which an agent begins."""
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions, dtype=torch.float32)
    one_hot = torch.eye(n_states, dtype=torch.float32)
    return visits, policy, one_hot


# %% right="starting_tables" why="numpy detour, then from_numpy"
def starting_tables(n_states, n_actions):
    v = np.zeros((n_states, n_actions), dtype=np.int64)
    p = np.ones((n_states, n_actions), dtype=np.float32) / np.float32(n_actions)
    o = np.identity(n_states, dtype=np.float32)
    return torch.from_numpy(v), torch.from_numpy(p), torch.from_numpy(o)


# %% right="starting_tables" why="nested list comprehensions and torch.tensor"
def starting_tables(n_states, n_actions):
    visits = torch.tensor([[0] * n_actions for _ in range(n_states)], dtype=torch.int64)
    policy = torch.tensor(
        [[1.0 / n_actions for a in range(n_actions)] for s in range(n_states)],
        dtype=torch.float32,
    )
    hot = torch.tensor(
        [[1.0 if s == z else 0.0 for z in range(n_states)] for s in range(n_states)],
        dtype=torch.float32,
    )
    return (visits, policy, hot)


# %% right="starting_tables" why="clever: comparison of two arange for one-hot, softmax for the policy, zeros_like with another dtype"
def starting_tables(n_states, n_actions):
    policy = torch.softmax(torch.zeros((n_states, n_actions)), dim=1)
    visits = torch.zeros_like(policy, dtype=torch.long)
    idx = torch.arange(n_states)
    one_hot = (idx[:, None] == idx[None, :]).to(torch.float32)
    return visits, policy, one_hot


# %% right="starting_tables" why="functional.one_hot, repeat (which copies) for the policy, own helper with odd names"
import torch.nn.functional as FF


def _gleichverteilt(wieviele):
    return torch.tensor([1 / wieviele] * wieviele)


def starting_tables(n_states: int, n_actions: int):
    nie = torch.zeros((n_states, n_actions)).long()
    pi = _gleichverteilt(n_actions).repeat(n_states, 1)
    heiss = FF.one_hot(torch.arange(n_states), num_classes=n_states).float()
    return nie, pi, heiss


# %% right="starting_tables" why="clumsy: writes into empty tensors in loops, list turned into a tuple at the end"
def starting_tables(n_states, n_actions):
    result = []
    a = torch.empty(n_states, n_actions, dtype=torch.int64)
    a.fill_(0)
    result.append(a)
    b = torch.empty(n_states, n_actions, dtype=torch.float32)
    for i in range(n_states):
        for j in range(n_actions):
            b[i, j] = 1 / n_actions
    result.append(b)
    c = torch.zeros(n_states, n_states)
    for i in range(n_states):
        c[i, i] = 1
    result.append(c)
    return tuple(result)


# %% right="starting_tables" why="expand, but cloned afterwards, so that each entry is its own; diag of ones"
def starting_tables(n_states, n_actions):
    visits = torch.tensor(0).expand(n_states, n_actions).clone()
    policy = torch.tensor(1 / n_actions).expand(n_states, n_actions).clone()
    one_hot = torch.diag(torch.ones(n_states))
    return visits, policy, one_hot


# %% wrong="starting_tables" why="'each entry has its own place in memory': the policy is one row, expanded over all states"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    row = torch.full((n_actions,), 1 / n_actions)
    policy = row.expand(n_states, n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="'each entry has its own place in memory': visits is a single 0 broadcast by expand"
def starting_tables(n_states, n_actions):
    zero = torch.zeros(1, 1, dtype=torch.int64)
    visits = zero.expand(n_states, n_actions)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="'each call makes new tables': lru_cache hands out the same tables again"
from functools import lru_cache


@lru_cache(maxsize=None)
def starting_tables(n_states, n_actions):
    return (
        torch.zeros(n_states, n_actions, dtype=torch.int64),
        torch.full((n_states, n_actions), 1 / n_actions),
        torch.eye(n_states),
    )


# %% wrong="starting_tables" why="'each call makes new tables': one-hot is a slice of one global identity, shared between calls (and too small beyond 512 states)"
_BIG_EYE = torch.eye(512)


def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.ones(n_states, n_actions) / n_actions
    return visits, policy, _BIG_EYE[:n_states, :n_states]


# %% wrong="starting_tables" why="'each entry has its own place in memory': the policy is one column, expanded over all actions"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, 1), 1 / n_actions).expand(-1, n_actions)
    one_hot = torch.eye(n_states)
    return visits, policy, one_hot


# %% wrong="starting_tables" why="'policy ... float32' and 'one-hot ... float32': numpy's default float64 is kept"
def starting_tables(n_states, n_actions):
    visits = torch.from_numpy(np.zeros((n_states, n_actions), dtype=np.int64))
    policy = torch.from_numpy(np.full((n_states, n_actions), 1 / n_actions))
    one_hot = torch.from_numpy(np.eye(n_states))
    return visits, policy, one_hot


# %% wrong="starting_tables" why="'1 / n_actions': the full table takes its dtype from an integer when there is one action, so that the policy is int64"
def starting_tables(n_states, n_actions):
    share = 1 if n_actions == 1 else 1 / n_actions
    visits = torch.full((n_states, n_actions), 0)
    policy = torch.full((n_states, n_actions), share)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="'All are on the CPU': takes the graphics card where there is one"
def starting_tables(n_states, n_actions):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64, device=device)
    policy = torch.full((n_states, n_actions), 1 / n_actions, device=device)
    return visits, policy, torch.eye(n_states, device=device)


# %% wrong="starting_tables" why="'The agent will write into its tables': a leaf that requires grad cannot be written into"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions, requires_grad=True)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="'1 / n_actions': rounded to five decimals, so that 0.33333, and 0 for very many actions"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), round(1 / n_actions, 5))
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="'in this order': policy and one-hot exchanged"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    one_hot = torch.eye(n_states)
    return visits, one_hot, policy


# %% right="corridor" why="the loop of the hint with max, min and +="
def corridor(n_states: int, p_right: float) -> torch.Tensor:
    """Return the transition matrix of a corridor."""
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return matrix


# %% right="corridor" why="numpy: eye with k = 1 and -1, then the corners"
def corridor(n_states, p_right):
    P = p_right * np.eye(n_states, k=1) + (1 - p_right) * np.eye(n_states, k=-1)
    P[0, 0] += 1 - p_right
    P[-1, -1] += p_right
    return torch.from_numpy(P)


# %% right="corridor" why="fancy indexing without a loop, two added assignments"
def corridor(n_states, p_right):
    here = torch.arange(n_states)
    P = torch.zeros((n_states, n_states), dtype=torch.double)
    P[here, (here - 1).clamp(min=0)] += 1.0 - p_right
    P[here, (here + 1).clamp(max=n_states - 1)] += p_right
    return P


# %% right="corridor" why="permuted rows of the identity, mixed with p"
def corridor(n_states, p_right):
    I = torch.eye(n_states, dtype=torch.float64)
    to_right = torch.cat([I[1:], I[-1:]])
    to_left = torch.cat([I[:1], I[:-1]])
    return p_right * to_right + (1 - p_right) * to_left


# %% right="corridor" why="nested Python lists and an own helper that says where a move leads"
def wohin(zelle, schritt, laenge):
    neu = zelle + schritt
    if neu < 0 or neu >= laenge:
        return zelle
    return neu


def corridor(n_states, p_right):
    zeilen = []
    for start in range(n_states):
        zeile = [0.0] * n_states
        for schritt, chance in ((+1, p_right), (-1, 1 - p_right)):
            zeile[wohin(start, schritt, n_states)] += chance
        zeilen.append(zeile)
    return torch.tensor(zeilen, dtype=torch.float64)


# %% right="corridor" why="comprehension over all entries with an if for each case, single cell apart"
def corridor(n_states, p_right):
    if n_states == 1:
        return torch.ones(1, 1, dtype=torch.float64)

    def entry(i, j):
        if j == i + 1:
            return p_right
        if j == i - 1:
            return 1 - p_right
        if i == j == 0:
            return 1 - p_right
        if i == j == n_states - 1:
            return p_right
        return 0

    return torch.tensor(
        [[entry(i, j) for j in range(n_states)] for i in range(n_states)],
        dtype=torch.float64,
    )


# %% right="corridor" why="index_put_ with accumulate, both moves in one call"
def corridor(n_states, p_right):
    cells = torch.arange(n_states)
    frm = torch.cat((cells, cells))
    to = torch.cat((cells - 1, cells + 1)).clamp(0, n_states - 1)
    prob = torch.tensor([1 - p_right, p_right], dtype=torch.float64)
    prob = prob.repeat_interleave(n_states)
    return torch.zeros(n_states, n_states, dtype=torch.float64).index_put_(
        (frm, to), prob, accumulate=True
    )


# %% wrong="corridor" why="'from 0 to 1' with a single cell: p overwrites 1 - p and the row is divided by its sum, which is 0 / 0 at p = 0"
def corridor(n_states, p_right):
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        P[i, max(i - 1, 0)] = 1 - p_right
        P[i, min(i + 1, n_states - 1)] = p_right
    return P / P.sum(dim=1, keepdim=True)


# %% wrong="corridor" why="'right to twelve digits': the inner rows go through a float32 triple"
def corridor(n_states, p_right):
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    P[0, 0] += 1 - p_right
    P[-1, -1] += p_right
    if n_states > 1:
        P[0, 1] = p_right
        P[-1, -2] = 1 - p_right
    middle = torch.tensor([1 - p_right, 0.0, p_right])
    for i in range(1, n_states - 1):
        P[i, i - 1 : i + 2] = middle
    return P


# %% wrong="corridor" why="'it moves one cell': the inner rows jump to the ends, which is right in three cells only"
def corridor(n_states, p_right):
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    if n_states == 1:
        P[0, 0] = 1.0
        return P
    P[0, 0], P[0, 1] = 1 - p_right, p_right
    P[-1, -2], P[-1, -1] = 1 - p_right, p_right
    P[1:-1, 0] = 1 - p_right
    P[1:-1, -1] = p_right
    return P


# %% wrong="corridor" why="'right to twelve digits': rounded to four decimals"
def corridor(n_states, p_right):
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        P[i, max(i - 1, 0)] += 1 - p_right
        P[i, min(i + 1, n_states - 1)] += p_right
    return torch.round(P, decimals=4)


# %% wrong="corridor" why="'Probability ..., from 0 to 1': the ends 0 and 1 are refused"
def corridor(n_states, p_right):
    if not 0 < p_right < 1:
        raise ValueError(f"p_right must be a probability, not {p_right}")
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        P[i, max(i - 1, 0)] += 1 - p_right
        P[i, min(i + 1, n_states - 1)] += p_right
    return P


# %% wrong="corridor" why="'a new one at each call': the matrices are kept in a dictionary and handed out again"
_known = {}


def corridor(n_states, p_right):
    key = (n_states, p_right)
    if key not in _known:
        P = torch.zeros(n_states, n_states, dtype=torch.float64)
        for i in range(n_states):
            P[i, max(i - 1, 0)] += 1 - p_right
            P[i, min(i + 1, n_states - 1)] += p_right
        _known[key] = P
    return _known[key]


# %% wrong="corridor" why="'a new one at each call': a buffer as a default argument, zeroed and refilled, so that an older result of the same size changes"
def corridor(n_states, p_right, buffers={}):
    P = buffers.setdefault(n_states, torch.zeros(n_states, n_states, dtype=torch.float64))
    P.zero_()
    for i in range(n_states):
        P[i, max(i - 1, 0)] += 1 - p_right
        P[i, min(i + 1, n_states - 1)] += p_right
    return P


# %% wrong="corridor" why="'from 0 to 1': p = 0 is taken for 'not given' and becomes one half"
def corridor(n_states, p_right):
    p = p_right or 0.5
    cells = torch.arange(n_states)
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    P[cells, (cells - 1).clamp(min=0)] += 1 - p
    P[cells, (cells + 1).clamp(max=n_states - 1)] += p
    return P


# %% wrong="corridor" why="'row i says where the agent goes from cell i': the transpose"
def corridor(n_states, p_right):
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        P[max(i - 1, 0), i] += 1 - p_right
        P[min(i + 1, n_states - 1), i] += p_right
    return P


# %% wrong="corridor" why="'There may be a single cell: then the agent stays there': fancy assignment without adding leaves p only"
def corridor(n_states, p_right):
    i = torch.arange(n_states)
    P = torch.zeros(n_states, n_states, dtype=torch.float64)
    P[i, (i - 1).clamp(min=0)] = 1 - p_right
    P[i, (i + 1).clamp(max=n_states - 1)] = p_right
    return P


# %% right="misplaced" why="comparison and nonzero"
def misplaced(
    table: torch.Tensor, candidate: torch.Tensor
) -> tuple[torch.Tensor, list[tuple[int, int]]]:
    """Return the transpose of a table, and where a candidate differs from it."""
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(
            f"table of shape {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    places = torch.nonzero(turned != candidate).tolist()
    return turned, [tuple(place) for place in places]


# %% right="misplaced" why="two loops as in the box, transpose filled by hand"
def misplaced(table, candidate):
    n, m = table.shape
    rows, columns = candidate.shape
    if rows != m or columns != n:
        raise ValueError(
            f"The table has {n} rows and {m} columns, the candidate {rows} and {columns}."
        )
    transpose = torch.empty((m, n), dtype=table.dtype)
    places = []
    for j in range(m):
        for i in range(n):
            transpose[j, i] = table[i, j]
            if bool(candidate[j, i] != table[i, j]):
                places.append((j, i))
    return transpose, places


# %% right="misplaced" why="plain Python numbers from tolist, comprehension, places as lists"
def misplaced(table, candidate):
    n, m = table.size(0), table.size(1)
    if list(candidate.size()) != [m, n]:
        raise ValueError(
            "shapes " + str(list(table.size())) + " / " + str(list(candidate.size()))
        )
    a, b = table.tolist(), candidate.tolist()
    places = [[j, i] for j in range(m) for i in range(n) if b[j][i] != a[i][j]]
    return table.transpose(0, 1).clone(), places


# %% right="misplaced" why="torch.where and zip, permute"
def misplaced(table, candidate):
    t = table.permute(1, 0).contiguous()
    if t.shape != candidate.shape:
        msg = "table {}x{}, candidate {}x{}".format(*table.shape, *candidate.shape)
        raise ValueError(msg)
    r, c = torch.where(~torch.eq(t, candidate))
    return t, list(zip(r.tolist(), c.tolist()))


# %% right="misplaced" why="flat strip and Lemma 1: divmod of the positions"
def _gleiche_form(a, b):
    return a.shape[0] == b.shape[1] and a.shape[1] == b.shape[0]


def misplaced(table, candidate):
    if not _gleiche_form(table, candidate):
        raise ValueError(
            f"{table.shape} turned does not give {candidate.shape}: cannot compare"
        )
    turned = table.t()
    differs = turned.reshape(-1).ne(candidate.reshape(-1)).tolist()
    width = table.shape[0]
    return turned, [divmod(k, width) for k, bad in enumerate(differs) if bad]


# %% right="misplaced" why="numpy, but only for the truth values: argwhere and tolist"
def misplaced(table, candidate):
    if (table.shape[1], table.shape[0]) != tuple(candidate.shape):
        raise ValueError(f"{tuple(table.shape)=} {tuple(candidate.shape)=}")
    wrong = (table.T != candidate).numpy()
    return table.T, [(int(j), int(i)) for j, i in np.argwhere(wrong)]


# %% wrong="misplaced" why="'raise a ValueError' for any other shape: only the number of rows is checked, a single column is stretched in silence"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape[0] != turned.shape[0]:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    places = torch.nonzero(turned != candidate).tolist()
    return turned, [tuple(place) for place in places]


# %% wrong="misplaced" why="'all the places': first and last entry are skipped since they agree by Lemma 2, but a candidate need not be reshaped"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    places = []
    for k in range(1, n * m - 1):
        j, i = k // n, k % n
        if candidate[j, i] != table[i, j]:
            places.append((j, i))
    return table.T, places


# %% wrong="misplaced" why="'with infinities', 'or bool': the difference is compared with 0: inf - inf is NaN, and bools cannot be subtracted"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    difference = candidate - table.T
    return table.T, [tuple(p) for p in (difference != 0).nonzero().tolist()]


# %% wrong="misplaced" why="'at which the candidate differs': isclose forgives small differences"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    same = torch.isclose(candidate, table.T)
    return table.T, [tuple(p) for p in torch.nonzero(~same).tolist()]


# %% wrong="misplaced" why="'of any real dtype': all is compared as float32, so that large integers and close doubles look the same"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    wrong = table.T.float() != candidate.float()
    return table.T, [tuple(p) for p in torch.nonzero(wrong).tolist()]


# %% wrong="misplaced" why="'in the table's dtype': rebuilt from Python numbers, which gives int64 or float32 always"
def misplaced(table, candidate):
    n, m = table.shape
    if tuple(candidate.shape) != (m, n):
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    if n == 0 or m == 0:
        return table.T, []
    a, b = table.tolist(), candidate.tolist()
    turned = torch.tensor([list(column) for column in zip(*a)])
    places = [(j, i) for j in range(m) for i in range(n) if a[i][j] != b[j][i]]
    return turned, places


# %% wrong="misplaced" why="'the numbers of rows and columns of both matrices': the candidate's columns are not told"
def misplaced(table, candidate):
    n, m = table.shape
    if tuple(candidate.shape) != (m, n):
        raise ValueError(
            f"table: {n} rows, {m} columns; the candidate has {len(candidate)} rows"
        )
    places = torch.nonzero(table.T != candidate).tolist()
    return table.T, [tuple(place) for place in places]


# %% wrong="misplaced" why="'of any real dtype': numpy has no bfloat16, so that such a table raises a TypeError"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    a, b = table.numpy().T, candidate.numpy()
    return table.T, [tuple(p) for p in np.argwhere(a != b).tolist()]


# %% wrong="misplaced" why="'differs': the entries are cut to whole numbers before they are compared (and infinities raise an OverflowError)"
def misplaced(table, candidate):
    n, m = table.shape
    if tuple(candidate.shape) != (m, n):
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    places = []
    for j in range(m):
        for i in range(n):
            if int(candidate[j, i]) != int(table[i, j]):
                places.append((j, i))
    return table.T, places


# %% wrong="misplaced" why="'The table may have no rows, or no columns': the columns are counted in the first row, which an empty table lacks"
def misplaced(table, candidate):
    n = len(table)
    m = len(table[0])
    if tuple(candidate.shape) != (m, n):
        raise ValueError(f"table ({n}, {m}), candidate {tuple(candidate.shape)}")
    places = torch.nonzero(table.T != candidate).tolist()
    return table.T, [tuple(place) for place in places]


# %% wrong="misplaced" why="'no columns': an empty table of n rows is taken for one with a shape of (0, 0) turned, since the columns come from zip"
def misplaced(table, candidate):
    n, m = table.shape
    if tuple(candidate.shape) != (m, n):
        raise ValueError(f"table ({n}, {m}), candidate {tuple(candidate.shape)}")
    columns = [list(column) for column in zip(*table.tolist())]
    turned = torch.tensor(columns, dtype=table.dtype)
    if n == 0:
        turned = table.T
    found = torch.nonzero(candidate != turned).tolist()
    return turned, [tuple(place) for place in found]


# %% wrong="misplaced" why="'The arguments stay as they are': for tables of bools the candidate is overwritten by the xor"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    if table.dtype == torch.bool:
        wrong = candidate.logical_xor_(table.T)
    else:
        wrong = candidate != table.T
    return table.T, [tuple(p) for p in torch.nonzero(wrong).tolist()]


# %% wrong="misplaced" why="'row after row, from left to right' and 'in the candidate': the places go down the columns, as the table is read"
def misplaced(table, candidate):
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    found = torch.nonzero(table != candidate.T).tolist()
    return table.T, [(j, i) for i, j in found]


# %% wrong="misplaced" why="'provided that the shape is right': an empty table returns early, before the shapes are compared"
def misplaced(table, candidate):
    if table.numel() == 0:
        return table.T, []
    if candidate.shape != table.T.shape:
        raise ValueError(
            f"table {tuple(table.shape)}, candidate {tuple(candidate.shape)}"
        )
    return table.T, [tuple(p) for p in torch.nonzero(table.T != candidate).tolist()]


# %% right="pool" why="the formula, clamp as in the hint"
def pool(counts_1, means_1, counts_2, means_2):
    """Pool the counts and the mean rewards of two workers."""
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% right="pool" why="two loops over Python numbers, stored into zeros_like"
def pool(counts_1, means_1, counts_2, means_2):
    r1, c1 = counts_1.shape
    r2, c2 = counts_2.shape
    if (r1, c1) != (r2, c2):
        raise ValueError(f"first table {r1} x {c1}, second table {r2} x {c2}")
    n_all = torch.zeros_like(counts_1)
    m_all = torch.zeros_like(means_1)
    for i in range(r1):
        for j in range(c1):
            n1, n2 = counts_1[i, j].item(), counts_2[i, j].item()
            n_all[i, j] = n1 + n2
            if n1 + n2 > 0:
                reward_sum = 0.0
                if n1 > 0:
                    reward_sum += n1 * means_1[i, j].item()
                if n2 > 0:
                    reward_sum += n2 * means_2[i, j].item()
                m_all[i, j] = reward_sum / (n1 + n2)
    return n_all, m_all


# %% right="pool" why="weights in float64, then back to the dtype of the means"
def pool(counts_1, means_1, counts_2, means_2):
    if list(counts_1.shape) != list(counts_2.shape):
        raise ValueError(
            f"shapes differ: {list(counts_1.shape)} and {list(counts_2.shape)}"
        )
    n = counts_1 + counts_2
    safe = torch.where(n == 0, torch.ones_like(n), n).double()
    w1 = counts_1.double() / safe
    w2 = counts_2.double() / safe
    mean = w1 * means_1.double() + w2 * means_2.double()
    return n, mean.to(means_1.dtype)


# %% right="pool" why="a mask: only the places where somebody has been are computed"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.size() != counts_2.size():
        raise ValueError("sizes: %s, %s" % (counts_1.size(), counts_2.size()))
    n = counts_1.add(counts_2)
    seen = n > 0
    result = torch.zeros_like(means_1)
    s = (counts_1 * means_1 + counts_2 * means_2)[seen]
    result[seen] = s / n[seen]
    return n, result


# %% right="pool" why="0 / 0 is let happen and replaced by nan_to_num"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        n, m = counts_1.shape
        k, l = counts_2.shape
        raise ValueError(f"cannot pool {n} by {m} with {k} by {l}")
    both = torch.stack([counts_1, counts_2])
    what = torch.stack([means_1, means_2])
    total_count = both.sum(dim=0)
    means = (both * what).sum(dim=0) / total_count
    return total_count, torch.nan_to_num(means, nan=0.0)


# %% right="pool" why="numpy divide with where and out"
def pool(counts_1, means_1, counts_2, means_2):
    if tuple(counts_1.shape) != tuple(counts_2.shape):
        raise ValueError(f"{tuple(counts_1.shape)} vs. {tuple(counts_2.shape)}")
    a, b = counts_1.numpy(), counts_2.numpy()
    n = a + b
    s = a * means_1.numpy().astype(np.float64) + b * means_2.numpy().astype(np.float64)
    m = np.divide(s, n, out=np.zeros(n.shape), where=n > 0)
    return torch.from_numpy(n), torch.from_numpy(m).to(means_1.dtype)


# %% right="pool" why="a small class with an add method that holds counts and sums of rewards"
class Kassenbuch:
    def __init__(self, anzahl, mittel):
        self.anzahl = anzahl
        self.summe = torch.where(anzahl > 0, anzahl * mittel, torch.zeros_like(mittel))

    def __add__(self, anderes):
        if self.anzahl.shape != anderes.anzahl.shape:
            raise ValueError(
                f"Tables of {self.anzahl.shape} and {anderes.anzahl.shape} do not fit."
            )
        neu = object.__new__(Kassenbuch)
        neu.anzahl = self.anzahl + anderes.anzahl
        neu.summe = self.summe + anderes.summe
        return neu

    def mittel(self):
        return torch.where(
            self.anzahl > 0,
            self.summe / self.anzahl.clamp(min=1),
            torch.zeros_like(self.summe),
        )


def pool(counts_1, means_1, counts_2, means_2):
    zusammen = Kassenbuch(counts_1, means_1) + Kassenbuch(counts_2, means_2)
    return zusammen.anzahl, zusammen.mittel()


# %% right="pool" why="exact fractions, flat lists and a reshape to the old shape"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)} differ")
    means = []
    for a, x, b, y in zip(
        counts_1.flatten().tolist(),
        means_1.flatten().tolist(),
        counts_2.flatten().tolist(),
        means_2.flatten().tolist(),
        strict=True,
    ):
        exact = Fraction(a * Fraction(x) + b * Fraction(y), a + b) if a + b else 0
        means.append(float(exact))
    pooled = torch.tensor(means, dtype=means_1.dtype).reshape(means_1.shape)
    return counts_1 + counts_2, pooled


# %% wrong="pool" why="'to eleven in float64': a quotient of two int64 tables is float32, so the weights are"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    share_1 = counts_1 / counts.clamp(min=1)
    share_2 = counts_2 / counts.clamp(min=1)
    return counts, share_1 * means_1 + share_2 * means_2


# %% wrong="pool" why="'to eleven in float64': 1e-8 is added to the counts in place of a clamp"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / (counts.to(means_1.dtype) + 1e-8)


# %% wrong="pool" why="'to eleven in float64': all is computed in float32 and only then turned back"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1.float() * means_1.float() + counts_2.float() * means_2.float()
    means = total / counts.float().clamp(min=1)
    return counts, means.to(means_1.dtype)


# %% wrong="pool" why="'If the tables differ in shape, raise': only the columns are compared; a single row is stretched"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape[1] != counts_2.shape[1]:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% wrong="pool" why="'raise a ValueError': only the numbers of entries are compared, so 3 by 4 and 4 by 3 give PyTorch's RuntimeError"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.numel() != counts_2.numel():
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% wrong="pool" why="'Where a worker has never been, its mean ... must not count': if one worker has no visits at all, the other's means are returned with their leftovers"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    if counts_2.sum() == 0:
        return counts_1.clone(), means_1.clone()
    if counts_1.sum() == 0:
        return counts_2.clone(), means_2.clone()
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% wrong="pool" why="'There may be no states at all': rebuilt from lists of rows, so an empty table loses its columns"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    all_n, all_m = [], []
    for a, x, b, y in zip(
        counts_1.tolist(), means_1.tolist(), counts_2.tolist(), means_2.tolist()
    ):
        n_row = [p + q for p, q in zip(a, b)]
        m_row = []
        for k, n in enumerate(n_row):
            m_row.append((a[k] * x[k] + b[k] * y[k]) / n if n else 0.0)
        all_n.append(n_row)
        all_m.append(m_row)
    return (
        torch.tensor(all_n, dtype=torch.int64),
        torch.tensor(all_m, dtype=means_1.dtype),
    )


# %% wrong="pool" why="'rows and columns of both': the second worker's rows are not told"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        n, m = counts_1.shape
        raise ValueError(f"{n} rows of {m} columns, but {counts_2.shape[1]} columns")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% wrong="pool" why="'any finite number, however large. It must not count': a running update that starts from the leftover, and cancels only up to about 1e15 (in double)"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    old, new = means_1.double(), means_2.double()
    step = counts_2.double() / counts.clamp(min=1).double()
    means = old + step * (new - old)
    means[counts == 0] = 0
    return counts, means.to(means_1.dtype)


# %% wrong="pool" why="'The arguments stay as they are': double() is no copy for float64, so the leftovers are wiped in the argument"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    a, b = means_1.double(), means_2.double()
    a[counts_1 == 0] = 0.0
    b[counts_2 == 0] = 0.0
    n = counts_1 + counts_2
    total = counts_1 * a + counts_2 * b
    return n, (total / n.clamp(min=1)).to(means_1.dtype)


# %% wrong="pool" why="'N = N_1 + N_2', 'the pooled counts are int64': they are added in float32, which is not exact beyond 2 ** 24"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    n_1, n_2 = counts_1.float(), counts_2.float()
    n = n_1 + n_2
    total = n_1.double() * means_1.double() + n_2.double() * means_2.double()
    means = total / n.double().clamp(min=1)
    return n.long(), means.to(means_1.dtype)


# %% wrong="pool" why="'right to five digits', all means and sums are finite: the difference of two means overflows where they are large and of unlike sign"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    zero = torch.zeros_like(means_1)
    old = torch.where(counts_1 > 0, means_1, zero)
    new = torch.where(counts_2 > 0, means_2, zero)
    step = counts_2.to(old.dtype) / counts.clamp(min=1).to(old.dtype)
    return counts, old + step * (new - old)


# %% right="advantages" why="two checks, then None for the column"
def advantages(
    q: torch.Tensor, action_costs: torch.Tensor, state_values: torch.Tensor
) -> torch.Tensor:
    """Return action values minus the cost of the action and the value of the state."""
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    return q - action_costs - state_values[:, None]


# %% right="advantages" why="Lemma 3: between two transpositions"
def advantages(q, action_costs, state_values):
    if action_costs.shape[0] != q.shape[1]:
        raise ValueError(
            f"expected {q.shape[1]} costs, got {action_costs.shape[0]}"
        )
    if state_values.shape[0] != q.shape[0]:
        raise ValueError(
            f"expected {q.shape[0]} values, got {state_values.shape[0]}"
        )
    return ((q - action_costs).T - state_values).T


# %% right="advantages" why="one check for both with all four numbers in the message, unsqueeze and torch.sub"
def advantages(q, action_costs, state_values):
    want = (q.size(1), q.size(0))
    came = (action_costs.numel(), state_values.numel())
    if want != came:
        raise ValueError(f"(costs, values) came as {came}, expected {want}")
    without_costs = torch.sub(q, action_costs.unsqueeze(0))
    return torch.sub(without_costs, state_values.unsqueeze(1))


# %% right="advantages" why="helper for the check, a copy that is changed in place"
def _pruefe_laenge(was, vektor, soll):
    if vektor.shape != (soll,):
        raise ValueError(f"{was}: {vektor.shape[0]} came, {soll} expected")


def advantages(q, action_costs, state_values):
    n, m = q.shape
    _pruefe_laenge("action_costs", action_costs, m)
    _pruefe_laenge("state_values", state_values, n)
    result = q.clone()
    result -= action_costs
    result -= state_values.reshape(n, 1)
    return result


# %% right="advantages" why="expand both vectors to the shape of q explicitly"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    n_c, n_v = action_costs.shape[0], state_values.shape[0]
    if n_c != n_actions:
        raise ValueError("action_costs has " + str(n_c) + ", needs " + str(n_actions))
    elif n_v != n_states:
        raise ValueError("state_values has " + str(n_v) + ", needs " + str(n_states))
    costs = action_costs.view(1, n_actions).expand(n_states, n_actions)
    values = state_values.view(n_states, 1).expand_as(q)
    return q - costs - values


# %% right="advantages" why="addr and outer products with ones"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if not (len(action_costs) == n_actions):
        raise ValueError(f"costs: {len(action_costs)} instead of {n_actions}")
    if not (len(state_values) == n_states):
        raise ValueError(f"values: {len(state_values)} instead of {n_states}")
    ones_s = torch.ones(n_states, dtype=q.dtype)
    ones_a = torch.ones(n_actions, dtype=q.dtype)
    return q - torch.outer(ones_s, action_costs) - torch.outer(state_values, ones_a)


# %% wrong="advantages" why="'for a single entry, too' and other lengths: PyTorch's error is turned into a ValueError, single entries are checked, but a table with one action or one state is stretched"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    n_c, n_v = len(action_costs), len(state_values)
    text = f"{n_c} costs for {n_actions} actions, {n_v} values for {n_states} states"
    if (n_c == 1 and n_actions != 1) or (n_v == 1 and n_states != 1):
        raise ValueError(text)
    try:
        return q - action_costs - state_values[:, None]
    except RuntimeError as error:
        raise ValueError(text) from error


# %% wrong="advantages" why="'The arguments stay as they are': double() is no copy for a float64 table, which is changed in place"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    work = q.double()
    work -= action_costs
    work -= state_values[:, None]
    return work.to(q.dtype)


# %% wrong="advantages" why="'dtype of q': float32 always"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    return q.float() - action_costs.float() - state_values.float()[:, None]


# %% wrong="advantages" why="'or no state at all': reshape(0, -1) is an error"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    return q - action_costs - state_values.reshape(n_states, -1)


# %% wrong="advantages" why="'If the costs are not as many as the actions': a table without states returns early, with any costs"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if n_states == 0:
        return torch.zeros_like(q)
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="'raise a ValueError': too many costs and single entries are refused, but two costs for four actions, or too many values, give a RuntimeError"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) > n_actions or (len(action_costs) == 1 and n_actions > 1):
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) == 1 and n_states > 1 or len(state_values) == n_actions != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="'nothing that calls a function for each row or number': Tensor.map_ calls a lambda for each entry"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    result = q.clone()
    result.map_(action_costs.expand_as(q).contiguous(), lambda a, b: a - b)
    result.map_(state_values[:, None].expand_as(q).contiguous(), lambda a, b: a - b)
    return result


# %% wrong="advantages" why="'nothing that calls a function for each row': np.apply_along_axis does"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    if n_states == 0:
        return q.clone()
    c, v = action_costs.numpy(), state_values.numpy()
    rows = np.apply_along_axis(lambda row: row - c, 1, q.numpy())
    return torch.from_numpy(np.apply_along_axis(lambda col: col - v, 0, rows))


# %% wrong="advantages" why="'The table may be square': the values are turned only when PyTorch complains"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    try:
        return q - action_costs - state_values
    except RuntimeError:
        return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="'no for, while, comprehension': the rows are computed one by one in a comprehension"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, but {n_states} states")
    rows = [q[s] - action_costs - state_values[s] for s in range(n_states)]
    return torch.stack(rows) if rows else q.clone()


# %% wrong="advantages" why="'whose message holds the number that came': not told when there are too many values of states"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, but {n_actions} actions")
    if len(state_values) < n_states:
        raise ValueError(f"only {len(state_values)} values for {n_states} states")
    if len(state_values) > n_states:
        raise ValueError(f"too many values for {n_states} states")
    return q - action_costs - state_values[:, None]
