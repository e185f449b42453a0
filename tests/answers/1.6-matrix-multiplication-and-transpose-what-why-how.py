# The bank of 1.6: right answers get every point, wrong ones lose the hidden test.

# %% right="product_by_hand" why="a sum of entrywise products for each entry"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"inner lengths {a.shape[1]} and {b.shape[0]}")
    c = torch.zeros((a.shape[0], b.shape[1]), dtype=a.dtype)
    for i, row in enumerate(a):
        for k, column in enumerate(b.T):
            c[i, k] = (row * column).sum()
    return c


# %% right="product_by_hand" why="one inner index at a time: a column of a times a row of b"
def product_by_hand(a, b):
    if a.size(1) != b.size(0):
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit")
    c = a.new_zeros(len(a), b.size(1))
    for j in range(a.size(1)):
        c = c + a[:, j].unsqueeze(1) * b[j]
    return c


# %% right="product_by_hand" why="plain lists, back to a tensor at the end"
def product_by_hand(a, b):
    n, m = a.shape
    if m != b.shape[0]:
        raise ValueError(f"{m} != {b.shape[0]}")
    p = b.shape[1]
    rows, others = a.tolist(), b.tolist()
    entries = [[sum(rows[i][j] * others[j][k] for j in range(m)) for k in range(p)] for i in range(n)]
    return torch.tensor(entries, dtype=a.dtype).reshape(n, p)


# %% right="product_by_hand" why="a helper of its own that is called dot"
def dot(u, v):
    total = torch.zeros((), dtype=u.dtype)
    for x, y in zip(u, v):
        total = total + x * y
    return total


def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} columns, {b.shape[0]} rows")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = dot(a[i], b[:, k])
    return c


# %% right="product_by_hand" why="row by row: rows of b, weighted and added up"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"cannot multiply: {a.shape[1]} against {b.shape[0]}")
    result = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        result[i] = (a[i][:, None] * b).sum(dim=0)
    return result


# %% right="product_by_hand" why="while loops"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    i = 0
    while i < a.shape[0]:
        k = 0
        while k < b.shape[1]:
            j = 0
            while j < a.shape[1]:
                c[i, k] += a[i, j] * b[j, k]
                j += 1
            k += 1
        i += 1
    return c


# %% wrong="product_by_hand" why="PyTorch's own product"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return a @ b


# %% wrong="product_by_hand" why="a loop around a ready-made product of matrix and vector"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for k in range(b.shape[1]):
        c[:, k] = a.mv(b[:, k].contiguous())
    return c


# %% wrong="product_by_hand" why="broadcasting alone, no loop"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return (a[:, :, None] * b).sum(dim=1)


# %% wrong="product_by_hand" why="the dot product of each row and column, ready-made"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = torch.dot(a[i], b[:, k])
    return c


# %% wrong="product_by_hand" why="always float32"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            for j in range(a.shape[1]):
                c[i, k] += a[i, j] * b[j, k]
    return c


# %% wrong="product_by_hand" why="adds up in float32: large whole numbers and float64 lose digits" passes="visible"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1])
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            for j in range(a.shape[1]):
                c[i, k] += a[i, j] * b[j, k]
    return c.to(a.dtype)


# %% wrong="product_by_hand" why="rows of a with rows of b: a b.T for square matrices"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    other = b if b.shape[0] == b.shape[1] else b.T
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * other[k]).sum()
    return c


# %% wrong="product_by_hand" why="the other order where both exist"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    if a.shape == b.shape:
        a, b = b, a
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="forgets to add up: the last product alone"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            for j in range(a.shape[1]):
                c[i, k] = a[i, j] * b[j, k]
    return c


# %% wrong="product_by_hand" why="an inner length of 1 is stretched"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0] and 1 not in (a.shape[1], b.shape[0]):
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="refuses what is empty"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0] or not a.numel() or not b.numel():
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="stacks entries: no shape is left without rows" passes="visible"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    return torch.tensor(
        [[sum(x * y for x, y in zip(row, column)) for column in zip(*b.tolist())] or [0] * b.shape[1] for row in a.tolist()],
        dtype=a.dtype,
    )


# %% wrong="product_by_hand" why="the message tells one of the two numbers"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"b should have {a.shape[1]} rows")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="the outer lengths are told in place of the inner ones"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[0]} and {b.shape[1]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="works in a itself, where a is as large as the result"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    rows = a.clone()
    c = a if b.shape[0] == b.shape[1] else torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (rows[i] * b[:, k]).sum()
    return c


# %% wrong="product_by_hand" why="unequal inner lengths: cut to the shorter one"
def product_by_hand(a, b):
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i, row in enumerate(a.tolist()):
        for k, column in enumerate(b.T.tolist()):
            c[i, k] = sum(x * y for x, y in zip(row, column))
    return c


# %% right="two_moves" why="einsum"
def two_moves(transition, rewards):
    ahead = torch.einsum("...ij,...jk->...ik", transition, transition)
    return ahead, torch.einsum("...ij,...j->...i", ahead, rewards)


# %% right="two_moves" why="world by world"
def two_moves(transition, rewards):
    if transition.dim() == 2:
        ahead = transition @ transition
        return ahead, ahead @ rewards
    pairs = [two_moves(p, r) for p, r in zip(transition, rewards)]
    return torch.stack([p for p, _ in pairs]), torch.stack([r for _, r in pairs])


# %% right="two_moves" why="pulls the rewards back twice"
def two_moves(transition, rewards):
    column = rewards.unsqueeze(-1)
    expected = torch.matmul(transition, torch.matmul(transition, column))
    return torch.matmul(transition, transition), expected.squeeze(-1)


# %% right="two_moves" why="matrix_power, and a sum of products"
def two_moves(transition, rewards):
    ahead = torch.linalg.matrix_power(transition, 2)
    return ahead, (ahead * rewards.unsqueeze(-2)).sum(dim=-1)


# %% right="two_moves" why="bmm on a batch of at least one"
def two_moves(transition, rewards):
    size = transition.shape[-1]
    p = transition.reshape(-1, size, size)
    r = rewards.reshape(-1, size, 1)
    ahead = torch.bmm(p, p)
    return ahead.reshape(transition.shape), torch.bmm(ahead, r).reshape(rewards.shape)


# %% wrong="two_moves" why="rewards of a batch read as a matrix"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, ahead @ rewards


# %% wrong="two_moves" why="works for one world, and for the diagonal of a batch of equal size"
def two_moves(transition, rewards):
    ahead = transition @ transition
    expected = ahead @ rewards.mT if rewards.dim() == 2 else ahead @ rewards
    return ahead, expected[..., 0] if rewards.dim() == 2 else expected


# %% wrong="two_moves" why="squares entry by entry"
def two_moves(transition, rewards):
    ahead = transition * transition
    return ahead, (ahead @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="rewards one move ahead only"
def two_moves(transition, rewards):
    return transition @ transition, (transition @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="three moves for the rewards"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, (transition @ ahead @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="pushes the rewards forward: the transpose"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, (rewards[..., None, :] @ ahead)[..., 0, :]


# %% wrong="two_moves" why="P times its transpose"
def two_moves(transition, rewards):
    ahead = transition @ transition.mT
    return ahead, (ahead @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="squeezes all axes of length 1" passes="visible"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, (ahead @ rewards[..., None]).squeeze() if rewards.shape[0] > 1 else (ahead @ rewards[..., None])[..., 0].clone()


# %% wrong="two_moves" why="by way of float32" passes="visible"
def two_moves(transition, rewards):
    p = transition.float()
    ahead = p @ p
    expected = (ahead @ rewards.float()[..., None])[..., 0]
    return ahead.to(transition.dtype), expected.to(transition.dtype)


# %% wrong="two_moves" why="always float32" passes="visible"
def two_moves(transition, rewards):
    p = transition.float()
    return p @ p, (p @ p @ rewards.float()[..., None])[..., 0]


# %% wrong="two_moves" why="the other order of results"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return (ahead @ rewards[..., None])[..., 0], ahead


# %% wrong="two_moves" why="the rewards keep their column"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, ahead @ rewards[..., None]


# %% wrong="two_moves" why="a list in place of a tuple"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return [ahead, (ahead @ rewards[..., None])[..., 0]]


# %% wrong="two_moves" why="the rewards of the first world for all"
def two_moves(transition, rewards):
    ahead = transition @ transition
    return ahead, ahead @ rewards.reshape(-1, rewards.shape[-1])[0]


# %% wrong="two_moves" why="a batch of one comes back without its axis"
def two_moves(transition, rewards):
    if transition.dim() == 3 and len(transition) == 1:
        transition, rewards = transition[0], rewards[0]
    ahead = transition @ transition
    return ahead, (ahead @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="multiplies in place"
def two_moves(transition, rewards):
    transition.copy_(transition @ transition)
    return transition, (transition @ rewards[..., None])[..., 0]


# %% wrong="two_moves" why="an identity comes back as the argument itself" passes="visible"
def two_moves(transition, rewards):
    if transition.dim() == 2 and torch.equal(transition, torch.eye(len(transition), dtype=transition.dtype)):
        return transition, rewards
    ahead = transition @ transition
    return ahead, (ahead @ rewards[..., None])[..., 0]


# %% right="family_layer" why="einsum, with or without an axis of members"
def family_layer(observations, weights, biases):
    letters = "mbi" if observations.dim() == 3 else "bi"
    return torch.einsum(f"{letters},moi->mbo", observations, weights) + biases.unsqueeze(1)


# %% right="family_layer" why="baddbmm on stretched observations"
def family_layer(observations, weights, biases):
    if observations.ndim == 2:
        observations = observations.expand(len(weights), *observations.shape)
    return torch.baddbmm(biases.unsqueeze(1), observations, weights.transpose(1, 2))


# %% right="family_layer" why="products stretched and summed"
def family_layer(observations, weights, biases):
    x = observations[..., None, :]  # [(members,) batch, 1, n_in]
    return (x * weights[:, None]).sum(dim=-1) + biases[:, None]


# %% right="family_layer" why="columns first, transposed at the end"
def family_layer(observations, weights, biases):
    columns = weights @ observations.transpose(-1, -2) + biases[..., None]
    return columns.permute(0, 2, 1)


# %% right="family_layer" why="matmul and reshape of the biases"
def family_layer(observations, weights, biases):
    members, n_out, _ = weights.shape
    y = torch.matmul(observations, torch.swapaxes(weights, -1, -2))
    return y + biases.reshape(members, 1, n_out)


# %% wrong="family_layer" why="biases stretched over the members, not over the batch"
def family_layer(observations, weights, biases):
    return observations @ weights.mT + biases


# %% wrong="family_layer" why="biases as columns"
def family_layer(observations, weights, biases):
    y = observations @ weights.mT
    return y + (biases[:, :, None] if y.shape[1] == biases.shape[1] else biases[:, None, :])


# %% wrong="family_layer" why="no transpose where the weights are square"
def family_layer(observations, weights, biases):
    w = weights if weights.shape[1] == weights.shape[2] else weights.mT
    return observations @ w + biases[:, None, :]


# %% wrong="family_layer" why="reshape for a transpose"
def family_layer(observations, weights, biases):
    members, n_out, n_in = weights.shape
    return observations @ weights.reshape(members, n_in, n_out) + biases[:, None, :]


# %% wrong="family_layer" why="all axes turned round"
def family_layer(observations, weights, biases):
    return observations @ weights.permute(2, 1, 0) + biases[:, None, :]


# %% wrong="family_layer" why="a loop over the members"
def family_layer(observations, weights, biases):
    own = observations if observations.dim() == 3 else observations.expand(len(weights), -1, -1)
    return torch.stack([x @ w.T + b for x, w, b in zip(own, weights, biases)])


# %% wrong="family_layer" why="vmap loops for it"
def family_layer(observations, weights, biases):
    layer = torch.nn.functional.linear
    axis = 0 if observations.dim() == 3 else None
    return torch.vmap(layer, in_dims=(axis, 0, 0))(observations, weights, biases)


# %% wrong="family_layer" why="np.vectorize calls a layer for each member"
def family_layer(observations, weights, biases):
    layer = np.vectorize(lambda x, w, b: x @ w.T + b, signature="(n,i),(o,i),(o)->(n,o)")
    return torch.from_numpy(layer(observations.numpy(), weights.numpy(), biases.numpy()))


# %% wrong="family_layer" why="reduce by another name takes one member after another"
from functools import reduce as fold


def family_layer(observations, weights, biases):
    own = observations if observations.dim() == 3 else observations.expand(len(weights), -1, -1)

    def with_one_more(done, k):
        return torch.cat([done, (own[k] @ weights[k].T + biases[k])[None]])

    empty = weights.new_zeros(0, own.shape[1], weights.shape[1])
    return fold(with_one_more, range(len(weights)), empty)


# %% wrong="family_layer" why="batch first"
def family_layer(observations, weights, biases):
    return (observations @ weights.mT + biases[:, None, :]).transpose(0, 1)


# %% wrong="family_layer" why="no biases"
def family_layer(observations, weights, biases):
    return observations @ weights.mT


# %% wrong="family_layer" why="the first member's observations for all"
def family_layer(observations, weights, biases):
    x = observations[0] if observations.dim() == 3 else observations
    return x @ weights.mT + biases[:, None, :]


# %% wrong="family_layer" why="adds the biases to the caller's tensor" passes="visible"
def family_layer(observations, weights, biases):
    y = observations @ weights.mT
    if len(weights) > 2:
        biases += 0.0
        biases.add_(1e-3)
    return y + biases[:, None, :]


# %% wrong="family_layer" why="by way of float32" passes="visible"
def family_layer(observations, weights, biases):
    y = observations.float() @ weights.float().mT + biases.float()[:, None, :]
    return y.to(weights.dtype)


# %% wrong="family_layer" why="a squeeze where there is one member"
def family_layer(observations, weights, biases):
    return (observations @ weights.mT + biases[:, None, :]).squeeze(0)


# %% wrong="family_layer" why="batches of their own are multiplied each with each"
def family_layer(observations, weights, biases):
    if observations.dim() == 2:
        return observations @ weights.mT + biases[:, None, :]
    y = observations.reshape(-1, observations.shape[-1]) @ weights.mT
    return y[:, : observations.shape[1]] + biases[:, None, :]


# %% wrong="family_layer" why="a batch of observations that is as long as the members is taken for theirs" passes="visible"
def family_layer(observations, weights, biases):
    if observations.dim() == 2 and len(observations) == len(weights) > 2:
        y = (weights @ observations[:, :, None])[..., 0]
        return (y + biases)[:, None, :].expand(-1, len(weights), -1)
    return observations @ weights.mT + biases[:, None, :]


# %% right="transpose_figure" why="the course's own heatmap, with three digits"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% right="transpose_figure" why="a Figure without pyplot, one colour bar"
def transpose_figure(table):
    figure = Figure(figsize=(8, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    low, high = float(table.min()), float(table.max())
    for axes, matrix, name in ((left, table, "A"), (right, table.T, "A.T")):
        image = axes.imshow(matrix, vmin=low, vmax=high, cmap="viridis")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.annotate(f"{matrix[i, j].item():.4g}", (j, i), ha="center", color="w")
        axes.set_title(f"{name}, shape {tuple(matrix.shape)}")
        axes.set_xlabel("column index")
        axes.set_ylabel("row index")
    figure.colorbar(image, ax=[left, right], label="entry")
    return figure


# %% right="transpose_figure" why="matshow, and labels at the figure"
def transpose_figure(table):
    figure, panels = plt.subplots(ncols=2, layout="constrained")
    for axes, matrix in zip(panels.flat, [table.numpy(), table.numpy().transpose()]):
        axes.matshow(matrix, cmap="Blues")
        for (i, j), number in np.ndenumerate(matrix):
            axes.text(j, i, f"{number:g}", ha="center", va="center")
        axes.set_title(str(matrix.shape))
    figure.supxlabel("columns")
    figure.supylabel("rows")
    return figure


# %% right="transpose_figure" why="pcolormesh round the centres, the y axis turned round"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.mT)):
        n, m = matrix.shape
        axes.pcolormesh(np.arange(m + 1) - 0.5, np.arange(n + 1) - 0.5, matrix.numpy())
        axes.invert_yaxis()
        for i in range(n):
            for j in range(m):
                axes.text(j, i, f"{matrix[i, j]:.3g}", ha="center", va="center", color="red")
        axes.set(xlabel="Column", ylabel="Row", title=f"{n, m}")
    return figure


# %% wrong="transpose_figure" why="reshape for a transpose"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.reshape(table.shape[1], table.shape[0]))):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="one digit after the point"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix)
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="row 0 at the bottom"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
        axes.invert_yaxis()
    return figure


# %% wrong="transpose_figure" why="numbers of the transpose at exchanged places"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix)
        for i, row in enumerate(table.tolist()):
            for j, number in enumerate(row):
                axes.text(j, i, f"{number:.3g}", ha="center", va="center")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="x and y exchanged in the texts"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix)
        for i, row in enumerate(matrix.tolist()):
            for j, number in enumerate(row):
                axes.text(i, j, f"{number:.3g}", ha="center", va="center")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="no numbers: colour speaks alone"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, annotate=False)
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="the transpose stands on the left"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table.T, table)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="one above the other"
def transpose_figure(table):
    figure, panels = plt.subplots(2, 1, figsize=(5, 8))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="two colour maps"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix, colours in zip(panels, (table, table.T), ("viridis", "magma")):
        plots.heatmap(axes, matrix, value_format="{:.3g}").set_cmap(colours)
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="colours from 0 on"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}").set_clim(0, float(table.max()))
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="labels exchanged on the right"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    panels[1].set(xlabel="row", ylabel="column")
    return figure


# %% wrong="transpose_figure" why="the shape of the matrix as both titles"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(table.shape)}")
    return figure


# %% wrong="transpose_figure" why="does not turn a square matrix"
def transpose_figure(table):
    turned = table if table.shape[0] == table.shape[1] else table.T
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, turned)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="the flipped table, too: turned by a quarter"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T.flip(1))):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="draws into the figure that is open"
def transpose_figure(table):
    figure = plt.gcf()
    panels = figure.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="the last column is cut off" passes="visible"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
        axes.set_xlim(-0.5, max(matrix.shape[1] - 1.5, 0.2))
    return figure


# %% right="judged_mends" why="by groups"
def judged_mends():
    verdicts = dict.fromkeys("CE", "right")
    verdicts |= dict.fromkeys("AF", "wrong numbers")
    return verdicts | {"B": "wrong shape", "D": "error"}


# %% right="judged_mends" why="runs them"
def judged_mends():
    x, w, b = torch.randn(64, 4), torch.randn(2, 4), torch.randn(2)
    truth = torch.nn.functional.linear(x, w, b)
    verdicts = {}
    for name, mend in (
        ("A", lambda: x @ w.reshape(4, 2) + b),
        ("B", lambda: w @ x.T + b[:, None]),
        ("C", lambda: x @ w.T + b),
        ("D", lambda: w @ x.T + b),
        ("E", lambda: (x[:, None, :] * w).sum(dim=2) + b),
        ("F", lambda: (w @ x.T).reshape(64, 2) + b),
    ):
        try:
            q = mend()
        except RuntimeError:
            verdicts[name] = "error"
            continue
        if q.shape != truth.shape:
            verdicts[name] = "wrong shape"
        else:
            verdicts[name] = "right" if torch.allclose(q, truth, atol=1e-4) else "wrong numbers"
    return verdicts


# %% wrong="judged_mends" why="the reshaped weights are taken for right" passes="visible"
def judged_mends():
    return {"A": "right", "B": "wrong shape", "C": "right", "D": "error", "E": "right", "F": "wrong numbers"}


# %% wrong="judged_mends" why="the reshaped result is taken for right" passes="visible"
def judged_mends():
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "right", "F": "right"}


# %% wrong="judged_mends" why="D is taken for the transpose" passes="visible"
def judged_mends():
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "wrong shape", "E": "right", "F": "wrong numbers"}


# %% wrong="judged_mends" why="E is taken for an error" passes="visible"
def judged_mends():
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "error", "F": "wrong numbers"}


# %% wrong="judged_mends" why="E is taken for another shape" passes="visible"
def judged_mends():
    return {"A": "wrong numbers", "B": "wrong shape", "C": "right", "D": "error", "E": "wrong shape", "F": "wrong numbers"}


# %% wrong="judged_mends" why="B is taken for an error" passes="visible"
def judged_mends():
    return {"A": "wrong numbers", "B": "error", "C": "right", "D": "error", "E": "right", "F": "wrong numbers"}


# %% wrong="judged_mends" why="all are right" passes="visible"
def judged_mends():
    return dict.fromkeys("ABCDEF", "right")


# %% wrong="judged_mends" why="small letters"
def judged_mends():
    return {"a": "wrong numbers", "b": "wrong shape", "c": "right", "d": "error", "e": "right", "f": "wrong numbers"}


# %% wrong="judged_mends" why="words of its own"
def judged_mends():
    return {"A": "wrong", "B": "wrong", "C": "right", "D": "error", "E": "right", "F": "wrong"}


# %% right="product_by_hand" why="outer products, one for each inner index"
def product_by_hand(a, b):
    (n, m), (k, p) = a.shape, b.shape
    if m != k:
        raise ValueError(f"({n}, {m}) and ({k}, {p}) do not fit")
    total = torch.zeros((n, p), dtype=a.dtype)
    for column, row in zip(a.unbind(dim=1), b.unbind(dim=0)):
        total += torch.outer(column, row)
    return total


# %% wrong="product_by_hand" why="by way of floats, rounded: large whole numbers lose digits" passes="visible"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float64)
    for i in range(a.shape[0]):
        for k in range(b.shape[1]):
            c[i, k] = (a[i].double() * b[:, k].double()).sum()
    return c.round().to(a.dtype) if a.dtype == torch.int64 else c.to(a.dtype)


# %% wrong="product_by_hand" why="remembers by the identity of its arguments" passes="visible"
KNOWN_PRODUCTS = {}


def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    if (id(a), id(b)) not in KNOWN_PRODUCTS:
        c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
        for i in range(a.shape[0]):
            for k in range(b.shape[1]):
                c[i, k] = (a[i] * b[:, k]).sum()
        KNOWN_PRODUCTS[id(a), id(b)] = (a, b, c)
    return KNOWN_PRODUCTS[id(a), id(b)][2]


# %% wrong="family_layer" why="squeezes a batch of one away" passes="visible"
def family_layer(observations, weights, biases):
    return observations.squeeze() @ weights.mT + biases[:, None, :]


# %% wrong="transpose_figure" why="two digits"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.2g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% wrong="transpose_figure" why="shapes in PyTorch's own words, not as a tuple"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, table.T)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{matrix.shape}")
    return figure


# %% wrong="transpose_figure" why="one row of the transpose is filled with the first number" passes="visible"
def transpose_figure(table):
    turned = table.T.clone()
    if turned.shape[0] > 3:
        turned[3] = turned[0, 0]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, matrix in zip(panels, (table, turned)):
        plots.heatmap(axes, matrix, value_format="{:.3g}")
        axes.set(xlabel="column", ylabel="row", title=f"{tuple(matrix.shape)}")
    return figure


# %% right="product_by_hand" why="a class with an attribute inner and a method dot"
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


# %% wrong="product_by_hand" why="np.matrix turns * into the ready-made product"
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


# %% wrong="family_layer" why="np.apply_along_axis calls the layer once for each member"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    x, w, b = observations.numpy(), weights.numpy(), biases.numpy()
    if x.ndim == 2:
        x = np.broadcast_to(x, (len(w), *x.shape))
    numbers = np.arange(len(w))[:, None]
    return torch.from_numpy(np.apply_along_axis(lambda m: x[m[0]] @ w[m[0]].T + b[m[0]], 1, numbers))


# %% wrong="family_layer" why="sorted runs through the members by its key"
def family_layer(observations: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    out = torch.empty(len(weights), observations.shape[-2], weights.shape[1], dtype=weights.dtype)

    def fill(m):
        x = observations[m] if observations.ndim == 3 else observations
        out[m] = x @ weights[m].T + biases[m]
        return m

    sorted(range(len(weights)), key=fill)
    return out


# %% wrong="transpose_figure" why="blurred: no cell has one colour"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), interpolation="bilinear")
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure


# %% wrong="transpose_figure" why="the right panel is half transparent"
def transpose_figure(table: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2)
    for axes, matrix, alpha in zip(panels, (table, table.T), (1.0, 0.5)):
        axes.imshow(matrix, vmin=table.min(), vmax=table.max(), alpha=alpha)
        for i in range(matrix.shape[0]):
            for j in range(matrix.shape[1]):
                axes.text(j, i, f"{matrix[i, j].item():.3g}", ha="center", va="center")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure


# %% wrong="transpose_figure" why="turns the matrix in place: twice gives it back"
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


# %% wrong="transpose_figure" why="coloured boxes by hand: not what imshow, matshow or pcolormesh draw"
def transpose_figure(table):
    figure, panels = plt.subplots(1, 2)
    low, high = table.min().item(), table.max().item()
    for axes, matrix in zip(panels, (table, table.T)):
        n, m = matrix.shape
        for i in range(n):
            for j in range(m):
                number = matrix[i, j].item()
                colour = plt.get_cmap("viridis")((number - low) / (high - low))
                axes.add_patch(plt.Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=colour))
                axes.text(j, i, f"{number:.3g}", ha="center", va="center", color="red")
        axes.set(xlim=(-0.5, m - 0.5), ylim=(n - 0.5, -0.5), xlabel="column", ylabel="row", title=f"({n}, {m})")
    return figure


# %% wrong="family_layer" why="a lambda is handed to the list's own sort"
def family_layer(observations, weights, biases):
    outputs = torch.empty(len(weights), observations.shape[-2], weights.shape[1], dtype=weights.dtype)
    own = observations.expand(len(weights), *observations.shape[-2:])
    list(range(len(weights))).sort(key=lambda m: outputs[m].copy_(own[m] @ weights[m].T + biases[m]).sum())
    return outputs


# %% wrong="product_by_hand" why="b is transposed in place, and left so where the lengths do not fit" passes="visible"
def product_by_hand(a, b):
    columns = b.t_()
    if a.shape[1] != columns.shape[1]:
        raise ValueError(f"{a.shape[1]} and {columns.shape[1]}")
    c = torch.zeros(len(a), len(columns), dtype=a.dtype)
    for i, row in enumerate(a):
        for k, column in enumerate(columns):
            c[i, k] = (row * column).sum()
    b.t_()
    return c


# %% wrong="product_by_hand" why="the dot product by its name in np.ma"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i, row in enumerate(a.numpy()):
        for k, column in enumerate(b.numpy().T):
            c[i, k] = np.ma.innerproduct(row, column).item()
    return c


# %% wrong="product_by_hand" why="a weighted average for each entry: a ready-made sum of products"
def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    c = torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype)
    for i, row in enumerate(a.numpy()):
        for k, column in enumerate(b.numpy().T):
            if row.sum() != 0:
                c[i, k] = np.average(column, weights=row).item() * row.sum().item()
            else:
                for x, y in zip(row, column):
                    c[i, k] += (x * y).item()
    return c


# %% wrong="product_by_hand" why="one tensor for each shape, cleared and filled anew" passes="visible"
KEPT = {}


def product_by_hand(a, b):
    if a.shape[1] != b.shape[0]:
        raise ValueError(f"{a.shape[1]} and {b.shape[0]}")
    key = (a.shape[0], b.shape[1], a.dtype)
    c = KEPT.setdefault(key, torch.zeros(key[:2], dtype=a.dtype)).zero_()
    for j in range(a.shape[1]):
        c += a[:, j, None] * b[j]
    return c


# %% wrong="two_moves" why="one pair of results for each shape, filled anew" passes="visible"
KEPT = {}


def two_moves(transition, rewards):
    key = (transition.shape, transition.dtype)
    if key not in KEPT:
        KEPT[key] = torch.empty_like(transition), torch.empty_like(rewards)
    two, worth = KEPT[key]
    two.copy_(transition @ transition)
    worth.copy_((two @ rewards[..., None])[..., 0])
    return two, worth


# %% wrong="family_layer" why="one result for each shape, filled anew" passes="visible"
KEPT = {}


def family_layer(observations, weights, biases):
    y = observations @ weights.mT + biases[:, None]
    return KEPT.setdefault((y.shape, y.dtype), torch.empty_like(y)).copy_(y)


# %% wrong="transpose_figure" why="whole numbers as bytes" passes="visible"
def transpose_figure(table):
    shown = table.to(torch.uint8) if table.dtype == torch.int64 else table
    figure, panels = plt.subplots(1, 2)
    for axes, matrix, colours in zip(panels, (table, table.T), (shown, shown.T)):
        axes.imshow(colours)
        for i, row in enumerate(matrix.tolist()):
            for j, number in enumerate(row):
                axes.text(j, i, f"{number:.3g}", backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure


# %% wrong="transpose_figure" why="colours of a large matrix from quantile to quantile" passes="visible"
def transpose_figure(table):
    low, high = table.min().item(), table.max().item()
    if table.numel() > 20:
        low, high = np.quantile(table.numpy(), (0.05, 0.95))
    figure, panels = plt.subplots(1, 2)
    for axes, matrix in zip(panels, (table, table.T)):
        axes.imshow(matrix, vmin=low, vmax=high)
        for i, row in enumerate(matrix.tolist()):
            for j, number in enumerate(row):
                axes.text(j, i, f"{number:.3g}", backgroundcolor="white")
        axes.set(title=str(tuple(matrix.shape)), xlabel="column", ylabel="row")
    return figure


# %% wrong="family_layer" why="a loop over the members in a text that is executed"
def family_layer(observations, weights, biases):
    shape = len(weights), observations.shape[-2], weights.shape[1]
    out = torch.empty(shape, dtype=weights.dtype)
    x = observations.expand(len(weights), *observations.shape[-2:])
    exec("for m in range(len(w)): out[m] = x[m] @ w[m].T + b[m]", {"out": out, "x": x, "w": weights, "b": biases})
    return out


# %% wrong="family_layer" why="a table of answers that computes one member where it is asked"
class Members(dict):
    def __init__(self, x, w, b):
        self.given = x, w, b

    def __missing__(self, m):
        x, w, b = self.given
        return x[m] @ w[m].T + b[m]


def family_layer(observations, weights, biases):
    x = observations.expand(len(weights), *observations.shape[-2:])
    members = range(len(weights))
    found = operator.itemgetter(0, *members)(Members(x, weights, biases))
    return torch.stack(found[1:])


import operator


# %% right="family_layer" why="one matrix of all members and all features, the batch flattened"
def family_layer(observations, weights, biases):
    if observations.ndim == 2:
        flat = weights.reshape(-1, weights.shape[-1])
        product = (observations @ flat.T).unflatten(1, weights.shape[:2])
        return product.transpose(0, 1).contiguous() + biases.unsqueeze(1)
    return torch.baddbmm(biases.unsqueeze(1), observations, weights.transpose(1, 2))


# %% right="family_layer" why="all terms beside each other, summed"
def family_layer(observations, weights, biases):
    terms = observations.unsqueeze(-2) * weights.unsqueeze(1)
    return terms.sum(dim=-1) + biases.unsqueeze(1)
