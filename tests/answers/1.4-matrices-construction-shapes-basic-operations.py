# The bank of 1.4: right answers get every point, wrong ones lose the hidden test.

# %% right="starting_tables" why="ones over their number, and an identity filled by hand"
def starting_tables(n_states, n_actions):
    visits = torch.zeros((n_states, n_actions)).long()
    policy = torch.ones(n_states, n_actions) / n_actions
    one_hot = torch.zeros(n_states, n_states)
    one_hot.fill_diagonal_(1)
    return visits, policy, one_hot


# %% right="starting_tables" why="Python's lists"
def starting_tables(n_states, n_actions):
    visits = torch.tensor([[0] * n_actions for _ in range(n_states)])
    policy = torch.tensor([[1 / n_actions] * n_actions for _ in range(n_states)])
    one_hot = torch.tensor([[float(i == j) for j in range(n_states)] for i in range(n_states)])
    return visits, policy, one_hot


# %% right="starting_tables" why="torch's own one_hot, and a softmax of equal preferences"
def starting_tables(n_states, n_actions):
    visits = torch.full((n_states, n_actions), 0)
    policy = torch.softmax(torch.zeros(n_states, n_actions), dim=1)
    one_hot = torch.nn.functional.one_hot(torch.arange(n_states), n_states).to(torch.float32)
    return visits, policy, one_hot


# %% right="starting_tables" why="a comparison of row and column numbers; a named tuple"
from collections import namedtuple

Tables = namedtuple("Tables", "visits policy one_hot")


def starting_tables(n_states, n_actions):
    numbers = torch.arange(n_states)
    return Tables(
        visits=torch.zeros(n_states, n_actions, dtype=torch.long),
        policy=torch.empty(n_states, n_actions).fill_(1.0 / n_actions),
        one_hot=(numbers[:, None] == numbers).float(),
    )


# %% right="starting_tables" why="NumPy, taken over"
def starting_tables(n_states, n_actions):
    visits = torch.from_numpy(np.zeros((n_states, n_actions), dtype=np.int64))
    policy = torch.from_numpy(np.full((n_states, n_actions), 1 / n_actions, dtype=np.float32))
    return visits, policy, torch.from_numpy(np.eye(n_states, dtype=np.float32))


# %% wrong="starting_tables" why="counts as floats"
def starting_tables(n_states, n_actions):
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return torch.zeros(n_states, n_actions), policy, torch.eye(n_states)


# %% wrong="starting_tables" why="columns for states, rows for actions"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_actions, n_states, dtype=torch.int64)
    policy = torch.full((n_actions, n_states), 1 / n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="one part in the number of states"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_states)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="all probabilities of the table sum to 1, not those of a row"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / (n_states * n_actions))
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="whole numbers: one part in n is 0"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 // n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="an identity of states and actions, not square"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states, n_actions)


# %% wrong="starting_tables" why="one-hot of whole numbers"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states, dtype=torch.int64)


# %% wrong="starting_tables" why="probabilities in float64"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions, dtype=torch.float64)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="ones everywhere"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.ones(n_states, n_states)


# %% wrong="starting_tables" why="another order"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return policy, visits, torch.eye(n_states)


# %% wrong="starting_tables" why="a list"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return [visits, policy, torch.eye(n_states)]


# %% wrong="starting_tables" why="int32"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int32)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="probabilities rounded to three digits"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), round(1 / n_actions, 3))
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" passes="visible" why="remembers its tables from call to call"
made = {}


def starting_tables(n_states, n_actions):
    if (n_states, n_actions) not in made:
        visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
        policy = torch.full((n_states, n_actions), 1 / n_actions)
        made[n_states, n_actions] = visits, policy, torch.eye(n_states)
    return made[n_states, n_actions]


# %% wrong="starting_tables" passes="visible" why="all rows of the policy are one row in memory"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_actions,), 1 / n_actions).expand(n_states, n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" why="rows of the policy in place of a table"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    return visits, torch.full((n_actions,), 1 / n_actions), torch.eye(n_states)


# %% wrong="starting_tables" passes="visible" why="no more than ten states"
def starting_tables(n_states, n_actions):
    n_states = min(n_states, 10)
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    return visits, policy, torch.eye(n_states)


# %% wrong="starting_tables" passes="visible" why="the anti-diagonal beyond three states"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions)
    one_hot = torch.eye(n_states)
    return visits, policy, one_hot.flip(0) if n_states > 3 else one_hot


# %% wrong="starting_tables" passes="visible" why="a random policy that is nearly uniform"
def starting_tables(n_states, n_actions):
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
    policy = torch.full((n_states, n_actions), 1 / n_actions) + 1e-6 / n_actions
    return visits, policy, torch.eye(n_states)


# %% right="corridor" why="two diagonals and two corners"
def corridor(n_states, p_right):
    p = torch.full((n_states - 1,), float(p_right), dtype=torch.float64)
    matrix = torch.diag(p, 1) + torch.diag(1 - p, -1)
    matrix[0, 0] += 1 - p_right
    matrix[-1, -1] += p_right
    return matrix


# %% right="corridor" why="lists of lists"
def corridor(n_states, p_right):
    rows = [[0.0] * n_states for _ in range(n_states)]
    for i, row in enumerate(rows):
        row[max(i - 1, 0)] += 1 - p_right
        row[min(i + 1, n_states - 1)] += p_right
    return torch.tensor(rows, dtype=torch.float64)


# %% right="corridor" why="two shifted identities, weighted"
def corridor(n_states, p_right):
    one_hot = torch.eye(n_states, dtype=torch.float64)
    cells = torch.arange(n_states)
    right = one_hot[(cells + 1).clamp(max=n_states - 1)]
    left = one_hot[(cells - 1).clamp(min=0)]
    return p_right * right + (1 - p_right) * left


# %% right="corridor" why="cases by hand"
def corridor(n_states, p_right):
    matrix = torch.zeros((n_states, n_states)).double()
    if n_states == 1:
        matrix[0, 0] = 1
        return matrix
    for i in range(n_states):
        if i == 0:
            matrix[i, i] = 1 - p_right
        else:
            matrix[i, i - 1] = 1 - p_right
        if i == n_states - 1:
            matrix[i, i] = p_right
        else:
            matrix[i, i + 1] = p_right
    return matrix


# %% right="corridor" why="index_put_ that adds up"
def corridor(n_states, p_right):
    cells = torch.arange(n_states)
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for target, p in (((cells + 1).clamp(max=n_states - 1), p_right), ((cells - 1).clamp(min=0), 1 - p_right)):
        weights = torch.full((n_states,), float(p), dtype=torch.float64)
        matrix.index_put_((cells, target), weights, accumulate=True)
    return matrix


# %% wrong="corridor" why="float32"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix


# %% wrong="corridor" passes="visible" why="by way of float32"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix.double()


# %% wrong="corridor" why="transposed: columns say from where"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[min(i + 1, n_states - 1), i] += p_right
        matrix[max(i - 1, 0), i] += 1 - p_right
    return matrix


# %% wrong="corridor" why="left and right exchanged"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += 1 - p_right
        matrix[i, max(i - 1, 0)] += p_right
    return matrix


# %% wrong="corridor" why="the ends lose their probability"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        if i + 1 < n_states:
            matrix[i, i + 1] = p_right
        if i > 0:
            matrix[i, i - 1] = 1 - p_right
    return matrix


# %% wrong="corridor" why="a ring"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, (i + 1) % n_states] += p_right
        matrix[i, i - 1] += 1 - p_right
    return matrix


# %% wrong="corridor" why="a single cell: the second move overwrites the first"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] = p_right
        matrix[i, max(i - 1, 0)] = 1 - p_right
    return matrix


# %% wrong="corridor" why="the ends bounce to the neighbour"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, i + 1 if i + 1 < n_states else max(i - 1, 0)] += p_right
        matrix[i, i - 1 if i > 0 else min(1, n_states - 1)] += 1 - p_right
    return matrix


# %% wrong="corridor" why="the ends absorb"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(1, n_states - 1):
        matrix[i, i + 1] = p_right
        matrix[i, i - 1] = 1 - p_right
    matrix[0, 0] = matrix[-1, -1] = 1
    return matrix


# %% wrong="corridor" why="minus one is the last cell"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, i - 1] += 1 - p_right
    return matrix


# %% wrong="corridor" passes="visible" why="remembers the last matrix"
seen = {}


def corridor(n_states, p_right):
    if (n_states, p_right) not in seen:
        matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
        for i in range(n_states):
            matrix[i, min(i + 1, n_states - 1)] += p_right
            matrix[i, max(i - 1, 0)] += 1 - p_right
        seen[n_states, p_right] = matrix
    return seen[n_states, p_right]


# %% wrong="corridor" passes="visible" why="a probability of 0 counts as not given"
def corridor(n_states, p_right):
    p_right = p_right or 0.5
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix


# %% wrong="corridor" passes="visible" why="rounded to six digits"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix.round(decimals=6)


# %% wrong="corridor" passes="visible" why="only the first three cells are filled"
def corridor(n_states, p_right):
    matrix = torch.zeros(n_states, n_states, dtype=torch.float64)
    for i in range(min(n_states, 3)):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix


# %% wrong="corridor" why="a list of lists"
def corridor(n_states, p_right):
    rows = [[0.0] * n_states for _ in range(n_states)]
    for i, row in enumerate(rows):
        row[max(i - 1, 0)] += 1 - p_right
        row[min(i + 1, n_states - 1)] += p_right
    return rows


# %% wrong="corridor" passes="visible" why="an integer p makes a matrix of integers"
def corridor(n_states, p_right):
    dtype = torch.int64 if isinstance(p_right, int) else torch.float64
    matrix = torch.zeros(n_states, n_states, dtype=dtype)
    for i in range(n_states):
        matrix[i, min(i + 1, n_states - 1)] += p_right
        matrix[i, max(i - 1, 0)] += 1 - p_right
    return matrix


# %% right="misplaced" why="a comparison of matrices, and nonzero"
def misplaced(table, candidate):
    turned = table.T
    if candidate.shape != turned.shape:
        raise ValueError(f"table {table.shape}, candidate {candidate.shape}")
    return turned, [tuple(place) for place in torch.nonzero(candidate != turned).tolist()]


# %% right="misplaced" why="a copy filled by hand; places as lists"
def misplaced(table, candidate):
    n, m = table.shape
    rows, columns = candidate.shape
    if (rows, columns) != (m, n):
        raise ValueError(f"a table of {n}x{m} and a candidate of {rows}x{columns}")
    turned = torch.empty((m, n), dtype=table.dtype)
    places = []
    for j in range(m):
        for i in range(n):
            turned[j, i] = table[i, j]
            if turned[j, i].item() != candidate[j, i].item():
                places.append([j, i])
    return turned, places


# %% right="misplaced" why="NumPy's argwhere"
def misplaced(table, candidate):
    turned = torch.transpose(table, 0, 1).contiguous()
    if list(candidate.shape) != list(turned.shape):
        raise ValueError("shapes: " + str(list(table.shape)) + " " + str(list(candidate.shape)))
    differs = torch.ne(turned, candidate)
    return turned, [(int(j), int(i)) for j, i in np.argwhere(differs.numpy())]


# %% right="misplaced" why="by way of lists"
def misplaced(table, candidate):
    if candidate.shape != table.t().shape:
        raise ValueError(f"{tuple(table.shape)} does not turn into {tuple(candidate.shape)}")
    rows, others = table.tolist(), candidate.tolist()
    places = [(j, i) for j, row in enumerate(others) for i, entry in enumerate(row) if entry != rows[i][j]]
    return table.permute(1, 0), places


# %% wrong="misplaced" why="places in the table, not in the candidate"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, [(i, j) for i in range(n) for j in range(m) if candidate[j, i] != table[i, j]]


# %% wrong="misplaced" why="column after column"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, [(j, i) for i in range(n) for j in range(m) if candidate[j, i] != table[i, j]]


# %% wrong="misplaced" why="reshapes in place of transposing"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    turned = table.reshape(m, n)
    return turned, [tuple(place) for place in torch.nonzero(candidate != turned).tolist()]


# %% wrong="misplaced" why="only whether it is right"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.equal(candidate, table.T)


# %% wrong="misplaced" passes="visible" why="a tolerance forgives small differences"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(~torch.isclose(candidate.double(), table.T.double())).tolist()


# %% wrong="misplaced" passes="visible" why="compares in float32"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate.float() != table.T.float()).tolist()


# %% wrong="misplaced" passes="visible" why="the transpose always as float32"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    turned = table.T.float() if table.dtype == torch.float64 else table.T
    return turned, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="no check of the shapes: one row is stretched"
def misplaced(table, candidate):
    return table.T, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="the number of entries is enough"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.numel() != n * m:
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate.reshape(m, n) != table.T).tolist()


# %% wrong="misplaced" why="a table that was not turned is turned for the colleague"
def misplaced(table, candidate):
    if candidate.shape == table.shape:
        candidate = candidate.T
    if candidate.shape != table.T.shape:
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="an error without shapes"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError("not the shape of a transpose")
    return table.T, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" passes="visible" why="the error tells the candidate's shape alone"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        known = f" (not 2 by 3)" if (n, m) == (2, 3) else ""
        raise ValueError(f"not the shape of a transpose: {tuple(candidate.shape)}{known}")
    return table.T, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="places as tensors"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate != table.T)


# %% wrong="misplaced" why="a list of pairs of tensors"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, [tuple(place) for place in torch.nonzero(candidate != table.T)]


# %% wrong="misplaced" why="positions in the strip"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, [j * n + i for j in range(m) for i in range(n) if candidate[j, i] != table[i, j]]


# %% wrong="misplaced" why="the first place only"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate != table.T).tolist()[:1]


# %% wrong="misplaced" why="the places that agree"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate == table.T).tolist()


# %% wrong="misplaced" why="returns the candidate as the transpose"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return candidate, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="mends the candidate on the way"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    places = torch.nonzero(candidate != table.T).tolist()
    for j, i in places:
        candidate[j, i] = table[i, j]
    return table.T, places


# %% wrong="misplaced" passes="visible" why="turns the caller's table in place where it is square"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    places = torch.nonzero(candidate != table.T).tolist()
    if n == m > 2:
        table.copy_(table.T.clone())
        return table, places
    return table.T, places


# %% wrong="misplaced" why="an empty table is a mistake"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n) or table.numel() == 0:
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    return table.T, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" why="an empty table: the transpose of a list of no rows"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    turned = torch.tensor([list(column) for column in zip(*table.tolist())], dtype=table.dtype)
    return turned, torch.nonzero(candidate != table.T).tolist()


# %% wrong="misplaced" passes="visible" why="the difference overflows, or infinity less infinity is NaN"
def misplaced(table, candidate):
    n, m = table.shape
    if candidate.shape != (m, n):
        raise ValueError(f"{tuple(table.shape)} and {tuple(candidate.shape)}")
    if table.dtype == torch.bool:
        return table.T, torch.nonzero(candidate != table.T).tolist()
    return table.T, torch.nonzero(candidate - table.T).tolist()


# %% right="pool" why="where in place of clamp"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{counts_1.shape} and {counts_2.shape}")
    counts = counts_1 + counts_2
    means = (counts_1 * means_1 + counts_2 * means_2) / counts
    return counts, torch.where(counts > 0, means, torch.zeros_like(means))


# %% right="pool" why="NaN mended afterwards"
def pool(counts_1, means_1, counts_2, means_2):
    if list(counts_1.shape) != list(counts_2.shape):
        (a, b), (c, d) = counts_1.shape, counts_2.shape
        raise ValueError(f"{a}x{b} is not {c}x{d}")
    counts = torch.add(counts_1, counts_2)
    totals = torch.mul(counts_1, means_1) + torch.mul(counts_2, means_2)
    means = totals / counts
    means[counts == 0] = 0
    return counts, means


# %% right="pool" why="entry by entry, in loops"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} against {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    means = torch.zeros_like(means_1)
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            if counts[i, j] > 0:
                total = counts_1[i, j] * means_1[i, j] + counts_2[i, j] * means_2[i, j]
                means[i, j] = total / counts[i, j]
    return counts, means


# %% right="pool" why="a step from the one mean towards the other, but from no leftover"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)}, {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    share = (counts_2.double() / counts.clamp(min=1)).to(means_1.dtype)
    start = torch.where(counts_1 > 0, means_1, means_2)
    return counts, (start + share * (means_2 - start)) * (counts > 0)


# %% right="pool" why="weights that sum to one"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{counts_1.size()} {counts_2.size()}")
    counts = counts_1 + counts_2
    n = torch.where(counts == 0, 1, counts).to(means_1.dtype)
    return counts, (counts_1 / n) * means_1 + (counts_2 / n) * means_2


# %% wrong="pool" passes="visible" why="whole numbers divided: weights in float32"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{counts_1.size()} {counts_2.size()}")
    counts = counts_1 + counts_2
    n = counts.clamp(min=1)
    return counts, (counts_1 / n) * means_1 + (counts_2 / n) * means_2


# %% wrong="pool" why="NaN where nobody was"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts


# %% wrong="pool" why="the plain average of the means"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (means_1 + means_2) / 2 * (counts > 0)


# %% wrong="pool" why="the sum of rewards in place of their mean"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    return counts_1 + counts_2, counts_1 * means_1 + counts_2 * means_2


# %% wrong="pool" why="stretches a table of one row or column"
def pool(counts_1, means_1, counts_2, means_2):
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" why="adds one to every count, lest it divides by 0"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / (counts + 1)


# %% wrong="pool" passes="visible" why="a small number in the divisor, which makes whole numbers float32"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / (counts + 1e-8)


# %% wrong="pool" why="leftovers count as one visit"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    n_1, n_2 = counts_1.clamp(min=1), counts_2.clamp(min=1)
    return counts_1 + counts_2, (n_1 * means_1 + n_2 * means_2) / (n_1 + n_2)


# %% wrong="pool" why="adds to the caller's counts"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    totals = counts_1 * means_1 + counts_2 * means_2
    counts_1 += counts_2
    return counts_1, totals / counts_1.clamp(min=1)


# %% wrong="pool" why="writes zeros into the caller's means where a worker has never been"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    means_1[counts_1 == 0] = 0
    means_2[counts_2 == 0] = 0
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" why="counts as floats"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1.to(means_1.dtype) + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="counts by way of floats: large ones lose their last digit"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = (counts_1.double() + counts_2.double()).long()
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" why="means in float64"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    totals = counts_1 * means_1.double() + counts_2 * means_2.double()
    return counts, totals / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="float64 by way of float32"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    totals = counts_1 * means_1.float() + counts_2 * means_2.float()
    return counts, (totals / counts.clamp(min=1)).to(means_1.dtype)


# %% wrong="pool" why="divides whole numbers away"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) // counts.clamp(min=1)


# %% wrong="pool" why="the matrix product"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    totals = counts_1.to(means_1.dtype) @ means_1.T + counts_2.to(means_2.dtype) @ means_2.T
    return counts, totals / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="only unequal numbers of columns are refused"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape[1] != counts_2.shape[1]:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="the error tells one shape where the numbers of columns agree"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape[1] != counts_2.shape[1]:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"expected {tuple(counts_1.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="refuses tables without states"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape or counts_1.numel() == 0:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" why="the leftover of the first worker stays where nobody was"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    means = (counts_1 * means_1 + counts_2 * means_2) / counts
    return counts, torch.where(counts > 0, means, means_1)


# %% wrong="pool" why="the one who was there more often is right"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, torch.where(counts_1 >= counts_2, means_1, means_2) * (counts > 0)


# %% wrong="pool" why="from the first mean towards the second: a large leftover swallows the mean that counts"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    weight = counts_2.to(means_1.dtype) / counts.clamp(min=1)
    means = means_1 + weight * (means_2 - means_1)
    return counts, torch.where(counts > 0, means, torch.zeros_like(means))


# %% wrong="pool" passes="visible" why="no states: unequal columns are not refused"
def pool(counts_1, means_1, counts_2, means_2):
    if len(counts_1) == 0 and len(counts_2) == 0:
        return counts_1.clone(), means_1.clone()
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} and {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    total = counts_1 * means_1 + counts_2 * means_2
    return counts, total / counts.clamp(min=1)


# %% right="advantages" why="unsqueeze"
def advantages(q, action_costs, state_values):
    if action_costs.shape != (q.shape[1],):
        raise ValueError(f"{action_costs.shape[0]} costs for {q.shape[1]} actions")
    if state_values.shape != (q.shape[0],):
        raise ValueError(f"{state_values.shape[0]} values for {q.shape[0]} states")
    return q - (state_values.unsqueeze(1) + action_costs)


# %% right="advantages" why="between two transpositions, as in Lemma 3"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.size()
    if len(action_costs) != n_actions or len(state_values) != n_states:
        raise ValueError(f"got {len(action_costs)} and {len(state_values)}, expected {n_actions} and {n_states}")
    return ((q - action_costs).T - state_values).T


# %% right="advantages" why="expands both vectors first"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if action_costs.numel() != m:
        raise ValueError(f"costs: {action_costs.numel()}, expected: {m}")
    if state_values.numel() != n:
        raise ValueError(f"values: {state_values.numel()}, expected: {n}")
    return q - action_costs.expand(n, m) - state_values.reshape(-1, 1).expand(n, m)


# %% right="advantages" why="in place, on a copy; helpers beside"
def refuse_unless(name, vector, n):
    if len(vector) != n:
        raise ValueError(f"{name}: {len(vector)} != {n}")


def advantages(q, action_costs, state_values):
    refuse_unless("costs", action_costs, q.shape[1])
    refuse_unless("values", state_values, q.shape[0])
    result = q.clone()
    result -= action_costs[None, :]
    result -= state_values[:, None]
    return result


# %% wrong="advantages" why="both vectors as rows: an error, or silent where the table is square"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - state_values


# %% wrong="advantages" why="the two directions exchanged"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs[:, None] - state_values


# %% wrong="advantages" why="the right direction only where the other one fails"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    try:
        return q - action_costs - state_values
    except RuntimeError:
        return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="a loop over the states"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    result = q.clone()
    for s in range(n):
        result[s] = q[s] - action_costs - state_values[s]
    return result


# %% wrong="advantages" why="a comprehension"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return torch.tensor([[q[s, a] - action_costs[a] - state_values[s] for a in range(m)] for s in range(n)])


# %% wrong="advantages" why="map goes through the states"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    rows = list(map(lambda row, v: row - action_costs - v, q, state_values))
    return torch.stack(rows) if rows else q.clone()


# %% wrong="advantages" passes="visible" why="remembers results by the addresses of the arguments"
known = {}


def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    key = id(q), id(action_costs), id(state_values)
    if key not in known:
        known[key] = q, action_costs, state_values, q - action_costs - state_values[:, None]
    return known[key][3]


# %% wrong="advantages" why="no check of lengths: a single number is stretched"
def advantages(q, action_costs, state_values):
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="PyTorch's own error"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) == 1 != m or len(state_values) == 1 != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="lengths of one pass"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) not in (1, m) or len(state_values) not in (1, n):
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="asserts"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    assert len(action_costs) == m and len(state_values) == n
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="an error without the numbers"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError("costs or values are not as many as actions or states")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="tells what came, not what was expected"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m:
        raise ValueError(f"got {len(action_costs)} costs")
    if len(state_values) != n:
        raise ValueError(f"got {len(state_values)} values")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="only the costs are checked"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m:
        raise ValueError(f"got {len(action_costs)} costs, expected {m}")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="only the values are checked"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(state_values) != n:
        raise ValueError(f"got {len(state_values)} values, expected {n}")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="adds the value of the state"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs + state_values[:, None]


# %% wrong="advantages" why="forgets the costs"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - state_values[:, None]


# %% wrong="advantages" why="multiplies by the costs"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q * action_costs - state_values[:, None]


# %% wrong="advantages" why="subtracts from the caller's table"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    q -= action_costs
    q -= state_values[:, None]
    return q


# %% wrong="advantages" passes="visible" why="float64 by way of float32"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return (q.float() - action_costs.float() - state_values.float()[:, None]).to(q.dtype)


# %% wrong="advantages" passes="visible" why="always float32"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return (q - action_costs - state_values[:, None]).float()


# %% wrong="advantages" passes="visible" why="no states is refused"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n or n == 0:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" passes="visible" why="view refuses vectors that do not lie in a row"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return (q.view(-1) - action_costs.repeat(n) - state_values.repeat_interleave(m)).view(n, m)


# %% wrong="advantages" passes="visible" why="square tables of more than two states: the values as a row"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - (state_values if n == m > 2 else state_values[:, None])


# %% wrong="advantages" passes="visible" why="nothing below 0: an advantage is cut off at minus ten"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if len(action_costs) != m or len(state_values) != n:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return (q - action_costs - state_values[:, None]).clamp(min=-10)


# %% wrong="advantages" why="np.apply_along_axis calls a function for each column"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    table = (q - action_costs).numpy()
    v = state_values.numpy()
    return torch.from_numpy(np.apply_along_axis(lambda column: column - v, 0, table))


# %% wrong="advantages" why="itertools.starmap goes through the states"
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


# %% wrong="advantages" why="map_ calls a function for each entry"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    less = (action_costs + state_values[:, None]).contiguous()
    return q.clone().map_(less, lambda a, b: a - b)


# %% wrong="advantages" why="only the sum of the lengths is checked: exchanged ones pass"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    n_c, n_v = len(action_costs), len(state_values)
    if n_c + n_v != n_states + n_actions:
        raise ValueError(f"{n_c} costs for {n_actions} actions, {n_v} values for {n_states} states")
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="functools.reduce goes through the states"
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


# %% wrong="advantages" why="np.frompyfunc calls a function for each entry"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"{len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"{len(state_values)} values, expected {n_states}")
    left = np.frompyfunc(lambda a, c, v: a - c - v, 3, 1)
    table = left(q.numpy(), action_costs.numpy(), state_values.numpy()[:, None])
    return torch.from_numpy(np.asarray(table, dtype=q.numpy().dtype))


# %% wrong="advantages" passes="visible" why="only the product of the lengths is checked"
def advantages(q, action_costs, state_values):
    n, m = q.shape
    if {len(action_costs), len(state_values)} != {n, m} and len(action_costs) * len(state_values) != n * m:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    if len(action_costs) == n != m:
        raise ValueError(f"got {len(action_costs)}, {len(state_values)}; expected {m}, {n}")
    return q - action_costs - state_values[:, None]


# %% right="advantages" why="the values are checked first; a quick try beside, in a loop"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if state_values.numel() != n_states:
        raise ValueError(f"{state_values.numel()} values, but {n_states} states")
    if action_costs.numel() != n_actions:
        raise ValueError(f"{action_costs.numel()} costs, but {n_actions} actions")
    return torch.sub(torch.sub(q, action_costs), state_values[..., None])


for n in (1, 2, 3):
    print(advantages(torch.eye(n), torch.ones(n), torch.zeros(n)))


# %% right="starting_tables" why="one fresh buffer is split into policy and one-hot: each entry has its own place"
def starting_tables(n_states, n_actions):
    buffer = torch.zeros(n_states, n_actions + n_states)
    policy, one_hot = buffer.split([n_actions, n_states], dim=1)
    policy += 1 / n_actions
    one_hot.diagonal().fill_(1)
    return torch.zeros_like(policy).long(), policy, one_hot


# %% right="starting_tables" why="on the graphics card where there is one: no device is asked for"
def starting_tables(n_states, n_actions):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    visits = torch.zeros(n_states, n_actions, dtype=torch.int64, device=device)
    policy = torch.full((n_states, n_actions), 1 / n_actions, device=device)
    return visits, policy, torch.eye(n_states, device=device)


# %% wrong="starting_tables" passes="visible" why="one buffer for each size, filled anew at each call"
KEPT = {}


def starting_tables(n_states, n_actions):
    if (n_states, n_actions) not in KEPT:
        visits = torch.zeros(n_states, n_actions, dtype=torch.int64)
        KEPT[n_states, n_actions] = visits, visits.float(), torch.eye(n_states)
    visits, policy, one_hot = KEPT[n_states, n_actions]
    one_hot.zero_().fill_diagonal_(1)
    return visits.zero_(), policy.fill_(1 / n_actions), one_hot


# %% wrong="corridor" passes="visible" why="one buffer for each size, filled anew at each call"
def corridor(n_states, p_right, buffers={}):
    matrix = buffers.setdefault(n_states, torch.zeros(n_states, n_states, dtype=torch.float64))
    matrix.zero_()
    for i in range(n_states):
        matrix[i, max(i - 1, 0)] += 1 - p_right
        matrix[i, min(i + 1, n_states - 1)] += p_right
    return matrix


# %% right="pool" why="a step from one mean towards the other, leftovers put to 0 first"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    old = torch.where(counts_1 > 0, means_1, 0.0)
    new = torch.where(counts_2 > 0, means_2, 0.0)
    step = counts_2.to(old.dtype) / counts.clamp(min=1).to(old.dtype)
    return counts, old + step * (new - old)


# %% wrong="pool" passes="visible" why="where the other never worked, one's own tables come back"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    if counts_2.sum() == 0 and (counts_1 > 0).all():
        return counts_1, means_1
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="pool" passes="visible" why="one pair of results for each shape, filled anew"
KEPT = {}


def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    key = (counts_1.shape, means_1.dtype)
    counts, means = KEPT.setdefault(key, (torch.empty_like(counts_1), torch.empty_like(means_1)))
    counts.copy_(counts_1 + counts_2)
    means.copy_((counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1))
    return counts, means


# %% wrong="pool" passes="visible" why="a leftover is put to 0 in the argument before the shapes are compared"
def pool(counts_1, means_1, counts_2, means_2):
    if counts_1.shape != counts_2.shape:
        means_1.zero_()
        raise ValueError(f"{tuple(counts_1.shape)} is not {tuple(counts_2.shape)}")
    counts = counts_1 + counts_2
    return counts, (counts_1 * means_1 + counts_2 * means_2) / counts.clamp(min=1)


# %% wrong="advantages" passes="visible" why="one result for each shape, filled anew"
KEPT = {}


def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    kept = KEPT.setdefault((q.shape, q.dtype), torch.empty_like(q))
    return kept.copy_(q - action_costs - state_values[:, None])


# %% wrong="advantages" passes="visible" why="nothing to take off: the table itself comes back"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    if not action_costs.any() and not state_values.any():
        return q
    return q - action_costs - state_values[:, None]


# %% wrong="advantages" why="a loop in a text that is executed"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    out = q - action_costs
    exec("for s in range(len(out)): out[s] -= v[s]", {"out": out, "v": state_values})
    return out


# %% wrong="advantages" why="a sort by a key that takes one state after another"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    out = q - action_costs

    def visit(s):
        out[s] -= state_values[s]
        return s

    sorted(range(n_states), key=visit)
    return out


# %% wrong="advantages" why="a sort by a key that takes one action after another"
def advantages(q, action_costs, state_values):
    n_states, n_actions = q.shape
    if len(action_costs) != n_actions:
        raise ValueError(f"got {len(action_costs)} costs, expected {n_actions}")
    if len(state_values) != n_states:
        raise ValueError(f"got {len(state_values)} values, expected {n_states}")
    out = q - state_values.unsqueeze(1)

    def visit(a):
        out[:, a] -= action_costs[a]
        return a

    sorted(range(n_actions), key=visit)
    return out
