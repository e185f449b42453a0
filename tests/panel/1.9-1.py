# %% right="mean_and_covariance" why="the way of the hint: centre, then one product of the transpose with itself; a variable of its own is called cov"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = points.shape[0]
    if n < 2:
        raise ValueError("a covariance needs at least two points")
    mean = points.mean(dim=0)
    centred = points - mean
    cov = centred.T @ centred / (n - 1)
    return mean, cov


# %% right="mean_and_covariance" why="Welford's running update in a class, one row at a time, with an attribute self.cov"
class Running:
    def __init__(self, d):
        self.n = 0
        self.mean = [0.0] * d
        self.cov = [[0.0] * d for _ in range(d)]

    def add(self, row):
        self.n += 1
        before = [x - m for x, m in zip(row, self.mean)]
        self.mean = [m + b / self.n for m, b in zip(self.mean, before)]
        for line, b in zip(self.cov, before):
            for k, (x, m) in enumerate(zip(row, self.mean)):
                line[k] += b * (x - m)


def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) <= 1:
        raise ValueError(f"only {len(points)} point(s)")
    state = Running(points.shape[1])
    for row in points.tolist():
        state.add(row)
    products = torch.tensor(state.cov, dtype=torch.float64)
    mean = torch.tensor(state.mean, dtype=torch.float64)
    return mean, (products + products.T) / (2 * (state.n - 1))


# %% right="mean_and_covariance" why="plain Python lists with math.fsum, entry by entry, the lower triangle copied to the upper one"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    columns = [column.tolist() for column in points.unbind(dim=1)]
    n, d = len(points), len(columns)
    if n < 2:
        raise ValueError("What would one divide by?")
    # start from the first row: differences of neighbouring numbers are exact
    starts = [column[0] for column in columns]
    offsets = [[x - s for x in column] for column, s in zip(columns, starts)]
    middles = [math.fsum(o) / n for o in offsets]
    centred = [[x - m for x in o] for o, m in zip(offsets, middles)]
    c = [[0.0] * d for _ in range(d)]
    for j in range(d):
        for k in range(j + 1):
            c[j][k] = c[k][j] = math.fsum(a * b for a, b in zip(centred[j], centred[k])) / (n - 1)
    means = [s + m for s, m in zip(starts, middles)]
    return torch.tensor(means, dtype=torch.float64), torch.tensor(c, dtype=torch.float64)


# %% right="mean_and_covariance" why="divide and conquer: halves are merged by the formula of Chan, Golub and LeVeque"
def _moments(rows):
    n = rows.shape[0]
    if n <= 512:
        m = rows.sum(0) / n
        c = rows - m
        return n, m, torch.einsum("ij,ik->jk", c, c)
    n0, m0, s0 = _moments(rows[: n // 2])
    n1, m1, s1 = _moments(rows[n // 2 :])
    gap = m1 - m0
    return n, m0 + gap * (n1 / n), s0 + s1 + torch.outer(gap, gap) * (n0 * n1 / n)


def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if points.size(0) in (0, 1):
        raise ValueError("fewer than two points")
    n, mean, scatter = _moments(points)
    return mean, scatter / (n - 1)


# %% right="mean_and_covariance" why="the shortcut, but of data that were moved to the first point, where it is harmless"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("need two points")
    x = points - points[:1]
    total = x.sum(dim=0)
    squares = torch.tensordot(x, x, dims=([0], [0]))
    covariance = (squares - total[:, None] * total[None, :] / n) / (n - 1)
    return points[0] + total / n, covariance


# %% wrong="mean_and_covariance" why="statement: 'C_jk is off by at most 1e-6 sigma_j sigma_k, also where the mean is a million times as large'; the shortcut after subtracting ONE number for all features, which does not help where the means of the features differ"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("fewer than two points")
    middle = points.mean()
    moved = points - middle
    m = moved.mean(dim=0)
    covariance = (moved.T @ moved - n * torch.outer(m, m)) / (n - 1)
    return points.mean(dim=0), covariance


# %% wrong="mean_and_covariance" why="statement: 'C_jk is off by at most 1e-6 sigma_j sigma_k'; goes through the singular values, whose rounding is relative to the LARGEST feature, so that entries of a small feature are lost beside a large one"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    _, s, vh = torch.linalg.svd(points - mean, full_matrices=False)
    return mean, (vh.T * s.square()) @ vh / (len(points) - 1)


# %% wrong="mean_and_covariance" why="statement: 'The points stay as they are'; centres in place and adds the mean again, which leaves rounding errors in the points"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    points -= mean
    covariance = points.T @ points / (len(points) - 1)
    points += mean
    return mean, covariance


# %% wrong="mean_and_covariance" why="definition: the sum goes over ALL i; equal rows are counted once (torch.unique), so repeated points are lost"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = torch.unique(points, dim=0) - mean
    n = max(len(centred), 2)
    return mean, centred.T @ centred / (n - 1)


# %% wrong="mean_and_covariance" why="statement: 'both results are new tensors'; where all rows are equal, the mean is a view of row 0 of the points, so writing into it changes the points"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n, d = points.shape
    if n < 2:
        raise ValueError("fewer than two points")
    if (points == points[0]).all():  # nothing varies
        return points[0], torch.zeros(d, d, dtype=torch.float64)
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.mT @ centred / (n - 1)


# %% wrong="mean_and_covariance" why="statement: 'raise a ValueError where there are fewer than two rows'; looks at the number of numbers instead of rows, so one point with two features passes and gives NaN"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if points.numel() < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.T @ centred / (len(points) - 1)


# %% wrong="mean_and_covariance" why="docstring: covariance of shape [d, d]; squeeze makes a number without dimensions of it for one feature"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0, keepdim=True)
    centred = points - mean
    covariance = (centred[:, :, None] * centred[:, None, :]).sum(dim=0) / (len(points) - 1)
    return mean[0], covariance.squeeze()


# %% wrong="mean_and_covariance" why="statement: 'with n - 1'; above 100 points it divides by n, since 'the difference no longer matters'"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, torch.einsum("nj,nk->jk", centred, centred) / (n - 1 if n <= 100 else n)


# %% wrong="mean_and_covariance" why="statement: 'both results are new tensors', of these points; results are kept by id and shape of the tensor and given out again after its numbers have been changed"
_known = {}


def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    key = (points.data_ptr(), tuple(points.shape))
    if key not in _known:
        mean = points.mean(dim=0)
        centred = points - mean
        # the points are kept, too, so that their place in memory is not used again
        _known[key] = points, (mean, centred.T @ centred / (len(points) - 1))
    return _known[key][1]


# %% wrong="mean_and_covariance" why="statement: 'The covariance is to be your own: no cov'; fetches torch's by its name in pieces"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    ready = getattr(torch, "co" + "v")
    return points.mean(dim=0), ready(points.T).reshape(points.shape[1], -1)


# %% wrong="mean_and_covariance" why="docstring: 'float64'; centres in doubles, but sums the products in float32, whose largest number is 3e38 and smallest 1e-45: features of the size of 1e-25 get covariance 0, large ones infinity"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = (points - mean).to(torch.float32)
    return mean, (centred.T @ centred).double() / (len(points) - 1)


# %% right="cloud" why="one matrix product with the transpose, the mean by broadcasting"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T


# %% right="cloud" why="a loop over the points, each a matrix times a column, written into an empty result"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = mean.numel()
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    points = torch.empty_like(noise)
    for i in range(n):
        points[i] = torch.mv(mixing, noise[i]).add_(mean)
    return points


# %% right="cloud" why="a linear layer as a function: weight A, bias m"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    import torch.nn.functional as F

    z = torch.randn(n, mixing.shape[1], generator=generator, dtype=torch.float64)
    return F.linear(z, mixing, mean)


# %% right="cloud" why="column by column of A: each feature of the noise pushes all points along one column"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    (d,) = mean.shape
    z = torch.randn(n, d, generator=generator, dtype=torch.float64)
    points = mean.repeat(n, 1)
    for k in range(d):
        points += z[:, k].unsqueeze(1) * mixing[:, k]
    return points


# %% right="cloud" why="NumPy's einsum on the noise of torch, and a new tensor of the result"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    z = torch.randn(n, mean.shape[0], generator=generator, dtype=torch.float64).numpy()
    x = np.einsum("jk,ik->ij", mixing.numpy(), z) + mean.numpy()[np.newaxis, :]
    return torch.tensor(x, dtype=torch.float64)


# %% wrong="cloud" why="statement: 'determined by the generator': its state, not its seed; it is seeded anew at each call, so a second cloud from the same generator repeats the first"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    generator.manual_seed(generator.initial_seed())
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T


# %% wrong="cloud" why="statement: 'torch.randn(n, d, generator=generator, ...)'; draws from a copy, so that the caller's generator does not move on and the next cloud is the same"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    own = torch.Generator()
    own.set_state(generator.get_state())  # leave the argument as it is
    noise = torch.randn(n, len(mean), generator=own, dtype=torch.float64)
    return torch.addmm(mean, noise, mixing.T)


# %% wrong="cloud" why="statement: x = m + A z with the A that is given; takes its lower triangle alone, as if it were always a Cholesky factor"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ torch.tril(mixing).T


# %% wrong="cloud" why="statement: 'Draw all the noise in one call'; draws row by row, which gives other numbers as soon as n d is 16 or more"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = len(mean)
    points = torch.zeros(n, d, dtype=torch.float64)
    for i in range(n):
        z = torch.randn(d, generator=generator, dtype=torch.float64)
        points[i] = mean + mixing @ z
    return points


# %% wrong="cloud" why="statement: x = m + A z, mean and covariance 'up to the luck of the draw'; above 100 points the noise is centred and normalised first, so that the luck is gone"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    if n > 100:
        noise = (noise - noise.mean(dim=0)) / noise.std(dim=0)
    return mean + noise @ mixing.T


# %% wrong="cloud" why="docstring: shape [n, d]; two features whatever the mean says, so it fails for d = 1 or 3"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, 2, generator=generator, dtype=torch.float64)
    x = mean[0] + noise[:, 0] * mixing[0, 0] + noise[:, 1] * mixing[0, 1]
    y = mean[1] + noise[:, 0] * mixing[1, 0] + noise[:, 1] * mixing[1, 1]
    return torch.stack([x, y], dim=1)


# %% wrong="cloud" why="statement: 'Mean and mixing matrix stay as they are'; t_() transposes the caller's matrix in place"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise.mm(mixing.t_())


# %% wrong="cloud" why="statement: 'row i for point i'; draws d rows of n numbers and transposes them: the same numbers at other places"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(len(mean), n, generator=generator, dtype=torch.float64)
    return (mean[:, None] + mixing @ noise).T


# %% wrong="cloud" why="statement: x = m + A z; replaces A by the Cholesky factor of A A^T: the same mean and covariance, other points (and an error where A A^T has lost rank)"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    factor = torch.linalg.cholesky(mixing @ mixing.T)
    return mean + noise @ factor.T


# %% wrong="cloud" why="docstring: returns 'the points' of this call; keeps one buffer for each shape and overwrites the cloud that was returned before"
_buffers = {}


def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = len(mean)
    buffer = _buffers.setdefault((n, d), torch.empty(n, d, dtype=torch.float64))
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    torch.addmm(mean, noise, mixing.T, out=buffer)
    return buffer


# %% wrong="cloud" why="statement: 'n may be 0: the result then has the shape (0, d)', docstring: float64; the early return has the shape but is float32"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    if n == 0:
        return torch.empty(0, len(mean))
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return torch.stack([mean + mixing @ z for z in noise])


# %% right="clouds_figure" why="the way of the hint: subplots with shared axes and plot with dots; pairs instead of a dictionary"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2, dtype=torch.float64)), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3.2)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        after = points @ matrix.T
        axes.plot(after[:, 0].tolist(), after[:, 1].tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% right="clouds_figure" why="a Figure without pyplot, scatter, square limits worked out by hand"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    clouds = {0: ("before", points.numpy())}
    for number, (name, matrix) in enumerate(matrices.items(), start=1):
        clouds[number] = (name, np.stack([matrix.numpy() @ p for p in points.numpy()]))
    everything = np.concatenate([xy for _, xy in clouds.values()])
    low, high = everything.min(axis=0), everything.max(axis=0)
    middle = (low + high) / 2
    half = 0.55 * float((high - low).max()) or 0.1 * float(np.abs(high).max()) or 1.0
    figure = Figure(figsize=(2.8 * len(clouds), 3.0), layout="constrained")
    for number, (name, xy) in clouds.items():
        axes = figure.add_subplot(1, len(clouds), number + 1)
        axes.scatter(xy[:, 0], xy[:, 1], s=9, color="black")
        axes.set_title(name)
        axes.set_xlabel("feature 0")
        axes.set_ylabel("feature 1")
        axes.set_xlim(middle[0] - half, middle[0] + half)
        axes.set_ylim(middle[1] - half, middle[1] + half)
        axes.set_aspect("equal", adjustable="box")
    return figure


# %% right="clouds_figure" why="a small class that adds panels to one grid, the later ones share the axes of the first; open diamonds; title at the left"
class _Strip:
    def __init__(self, n_panels):
        self.figure = plt.figure(figsize=(3.1 * n_panels, 3.3))
        self.grid = self.figure.add_gridspec(nrows=1, ncols=n_panels)
        self.panels = []

    def add(self, name, x, y):
        first = self.panels[0] if self.panels else None
        axes = self.figure.add_subplot(
            self.grid[0, len(self.panels)], sharex=first, sharey=first, aspect="equal"
        )
        axes.plot(
            x, y, linestyle="none", marker="D", markerfacecolor="none",
            markeredgecolor="tab:purple", markersize=4,
        )
        axes.set_title(name, loc="left")
        axes.set_xlabel("x")
        axes.set_ylabel("y")
        self.panels.append(axes)


def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    strip = _Strip(1 + len(matrices))
    x, y = points.clone().unbind(dim=1)
    strip.add("before", x.numpy(), y.numpy())
    for name, ((a, b), (c, d)) in ((key, m.tolist()) for key, m in matrices.items()):
        strip.add(name, (a * x + b * y).numpy(), (c * x + d * y).numpy())
    return strip.figure


# %% right="clouds_figure" why="subfigures side by side; all clouds in one batched product; limits from zero outwards; scatter coloured by the number of the point"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    names = ["before", *matrices]
    stack = torch.stack([torch.eye(2, dtype=torch.float64), *matrices.values()])
    clouds = torch.einsum("mjk,nk->mnj", stack, points)
    reach = 1.1 * clouds.abs().max().item() or 1.0
    figure = plt.figure(figsize=(3 * len(names), 3.2))
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.8, len(points)))
    for part, name, cloud_ in zip(figure.subfigures(1, len(names)), names, clouds):
        axes = part.subplots()
        axes.scatter(*cloud_.T.numpy(), c=colours, marker="x")
        axes.axis("square")
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), title=name)
        axes.set(xlabel="first entry", ylabel="second entry")
    return figure


# %% wrong="clouds_figure" why="statement: 'the points transformed by that matrix'; each panel transforms the points of the panel before it, so the matrices pile up"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    figure, panels = plt.subplots(
        1, 1 + len(matrices), sharex=True, sharey=True, figsize=(3 * len(matrices) + 3, 3)
    )
    now = points
    for axes, (name, matrix) in zip(
        panels, [("before", torch.eye(2).double()), *matrices.items()], strict=True
    ):
        now = now @ matrix.T
        axes.plot(*now.T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'The panels stand in one row'; four panels are laid out two by two"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    rows = 1 if len(steps) < 4 else 2
    figure, panels = plt.subplots(
        rows, len(steps) // rows, sharex=True, sharey=True, figsize=(7, 3.3 * rows)
    )
    for axes, (name, matrix) in zip(panels.flat, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'one marker for each point'; the opacity is 10 / n: from a few hundred points on the markers can no longer be seen"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".", alpha=min(1.0, 10 / len(points)))
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'no point is cut off'; limits of four standard deviations around the origin, so a far point of a larger cloud is outside"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    clouds = [points] + [points @ m.T for m in matrices.values()]
    names = ["before"] + list(matrices)
    reach = 4 * max(c.square().mean().sqrt().item() for c in clouds) or 1.0
    figure, panels = plt.subplots(1, len(names), figsize=(3 * len(names), 3))
    for axes, name, xy in zip(panels, names, clouds, strict=True):
        axes.scatter(xy[:, 0].tolist(), xy[:, 1].tolist(), s=8)
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
    return figure


# %% wrong="clouds_figure" why="statement: 'shows the points as they are'; a cloud that is not centred is centred first"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    around = points - points.mean(dim=0)
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(around @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'A new Figure at each call'; draws into figure number 9 of pyplot, which is emptied and used again"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), num=9, clear=True, sharex=True, sharey=True
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'in the order of the dictionary'; sorted by name"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double())]
    steps += [(name, matrices[name]) for name in sorted(matrices)]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'Each panel shows ... labels on both axes'; label_outer takes the y labels of the inner panels away"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
        axes.label_outer()
    return figure


# %% wrong="clouds_figure" why="statement: 'all panels have the same limits'; each panel has limits of the same size around its own cloud, so sizes can be compared but limits are not the same"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    clouds = {"before": points, **{k: points @ m.T for k, m in matrices.items()}}
    half = 0.55 * max((c.amax(0) - c.amin(0)).max().item() for c in clouds.values()) or 1.0
    figure, panels = plt.subplots(1, len(clouds), figsize=(3 * len(clouds), 3))
    for axes, (name, c) in zip(panels, clouds.items(), strict=True):
        x, y = ((c.amax(0) + c.amin(0)) / 2).tolist()
        axes.plot(*c.T.tolist(), ".")
        axes.set(xlim=(x - half, x + half), ylim=(y - half, y + half), aspect="equal")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
    return figure


# %% wrong="clouds_figure" why="statement: 'one marker for each point', 'the points transformed by that matrix'; the untransformed cloud is drawn in grey in every later panel, too"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        if name != "before":
            axes.scatter(*points.T.tolist(), s=6, color="0.8")
        axes.scatter(*(points @ matrix.T).T.tolist(), s=6)
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'The arguments stay as they are'; the identity is put into the caller's dictionary under 'before' and left there, at its end"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices["before"] = torch.eye(2).double()
    names = ["before", *(name for name in matrices if name != "before")]
    figure, panels = plt.subplots(
        1, len(names), sharex=True, sharey=True, figsize=(3 * len(names), 3)
    )
    for axes, name in zip(panels, names, strict=True):
        axes.plot(*(points @ matrices[name].T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'one marker for each point'; more than 1000 points are thinned out"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    shown = points[:: max(1, -(-len(points) // 1000))]
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(shown @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'all panels have the same limits along x, and the same along y', 'a unit is as long'; large clouds (beyond 100) are drawn on symlog axes, on which a unit has no fixed length"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    largest = max((points @ matrix.T).abs().max().item() for _, matrix in steps)
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
        if largest > 100:
            axes.set(xscale="symlog", yscale="symlog")
    return figure


# %% wrong="clouds_figure" why="statement: 'titled by its key'; capitalize() makes the first letter large and all others small: 'scale X' becomes 'Scale x'"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
        axes.set_title(name if name == "before" else name.capitalize())
    return figure


# %% right="whitening_matrix" why="lines 2 to 6 of the box with eigh"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a feature does not vary")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] <= 1e-8:
        raise ValueError(f"smallest eigenvalue {values[0]:.1e}: features repeat each other")
    return vectors.T / values.sqrt()[:, None] / sigma


# %% right="whitening_matrix" why="Cholesky factor of the correlation matrix, inverted by forward substitution; eigenvalues for the rule alone"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    d = covariance.shape[0]
    variances = torch.diagonal(covariance).clone()
    if not bool(torch.all(variances > 0)):
        raise ValueError("variance not positive")
    scale = torch.diag(variances.rsqrt())
    correlation = scale @ covariance @ scale
    correlation = (correlation + correlation.T) / 2
    if torch.linalg.eigvalsh(correlation).min() <= 1e-8:
        raise ValueError("correlation matrix nearly singular")
    lower = torch.linalg.cholesky(correlation)
    return torch.linalg.solve_triangular(lower, scale, upper=False).reshape(d, d)


# %% right="whitening_matrix" why="ZCA: the symmetric inverse root of the correlation matrix, in NumPy"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    c = covariance.numpy()
    variances = np.diag(c)
    if not np.all(variances > 0):
        raise ValueError("each feature must vary")
    sigma = np.sqrt(variances)
    lam, v = np.linalg.eigh(c / np.outer(sigma, sigma))
    if lam.min() <= 1e-8:
        raise ValueError("features depend on each other")
    root = sum(np.outer(v[:, j], v[:, j]) / math.sqrt(lam[j]) for j in range(len(lam)))
    return torch.tensor(root / sigma[None, :], dtype=torch.float64)


# %% right="whitening_matrix" why="own Jacobi rotations on lists of floats; no linear algebra from a library"
def _jacobi(a):
    d = len(a)
    v = [[float(i == j) for j in range(d)] for i in range(d)]
    for _ in range(60):
        off = max((abs(a[i][j]) for i in range(d) for j in range(i)), default=0.0)
        if off < 1e-17:
            break
        for p in range(d):
            for q in range(p + 1, d):
                if a[p][q] == 0.0:
                    continue
                theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = math.copysign(1.0, theta) / (abs(theta) + math.hypot(theta, 1.0))
                c = 1 / math.hypot(t, 1.0)
                s = t * c
                for k in range(d):
                    x, y = a[k][p], a[k][q]
                    a[k][p], a[k][q] = c * x - s * y, s * x + c * y
                for k in range(d):
                    x, y = a[p][k], a[q][k]
                    a[p][k], a[q][k] = c * x - s * y, s * x + c * y
                for k in range(d):
                    x, y = v[k][p], v[k][q]
                    v[k][p], v[k][q] = c * x - s * y, s * x + c * y
                a[p][q] = a[q][p] = 0.0
    return [a[i][i] for i in range(d)], v


def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    c = covariance.tolist()
    d = len(c)
    if min(c[j][j] for j in range(d)) <= 0:
        raise ValueError("a variance is not positive")
    sigma = [math.sqrt(c[j][j]) for j in range(d)]
    values, vectors = _jacobi([[c[j][k] / sigma[j] / sigma[k] for k in range(d)] for j in range(d)])
    if min(values) <= 1e-8:
        raise ValueError("the correlation matrix has nearly lost rank")
    return torch.tensor(
        [[vectors[k][j] / (math.sqrt(values[j]) * sigma[k]) for k in range(d)] for j in range(d)],
        dtype=torch.float64,
    )


# %% right="whitening_matrix" why="singular value decomposition of the normalised matrix after eigvalsh has ruled; rows in the order from large to small, one of them mirrored"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    diagonal = covariance.diagonal()
    if diagonal.min().item() <= 0.0:
        raise ValueError("no variance")
    inverse = 1 / diagonal.sqrt()
    k = torch.einsum("i,ij,j->ij", inverse, covariance, inverse)
    if torch.linalg.eigvalsh(k)[0].item() <= 1e-8:
        raise ValueError("rank loss")
    u, s, _ = torch.linalg.svd(k)
    w = torch.empty_like(k)
    for j in range(len(s)):
        w[j] = u[:, j] * inverse / math.sqrt(s[j])
    w[0] *= -1
    return w


# %% wrong="whitening_matrix" why="statement: 'the smallest eigenvalue of the correlation matrix is at most 1e-8'; looks at the determinant, the product of all eigenvalues, which is small for many features although none of the eigenvalues is"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    if torch.linalg.det(correlation) <= 1e-8:
        raise ValueError("the correlation matrix is singular")
    values, vectors = torch.linalg.eigh(correlation)
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: 'the smallest eigenvalue ... is at most 1e-8'; compares its quotient to the largest one, so that many features that go together (largest eigenvalue 10) are refused far above the border"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    values, vectors = torch.linalg.eigh(covariance / torch.outer(sigma, sigma))
    if values[0] <= 1e-8 * values[-1]:
        raise ValueError("badly conditioned")
    return (vectors / values.sqrt()).T / sigma


# %% wrong="whitening_matrix" why="statement: 'Each entry of W C W^T is off by at most 1e-6, also for features that are nearly equal'; a jitter of 1e-12 'for stability' is 5e-5 of an eigenvalue of 2e-8"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] <= 1e-8:
        raise ValueError("features repeat each other")
    return vectors.T / (values + 1e-12).sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: refuse 'if the smallest eigenvalue is at most 1e-8'; refuses only where the Cholesky factor fails, near 1e-16"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    lower, info = torch.linalg.cholesky_ex(covariance / torch.outer(sigma, sigma))
    if info.item() or lower.diagonal().min() < 1e-7:
        raise ValueError("not positive definite")
    return torch.linalg.inv(lower) / sigma


# %% wrong="whitening_matrix" why="statement: 'The result is a new tensor'; a covariance that is the identity already is returned itself"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if torch.equal(covariance, torch.eye(len(covariance), dtype=torch.float64)):
        return covariance  # white already
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError("features repeat each other")
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: 'if a variance is not positive'; asks only whether it is 0, so a negative one gives NaN or another error"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if (covariance.diagonal() == 0).any():
        raise ValueError("a feature has no variance")
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values.min() <= 1e-8:
        raise ValueError("features repeat each other")
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: the smallest EIGENVALUE; takes singular values, which are never negative, so a matrix with a negative eigenvalue is not refused"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    u, s, _ = torch.linalg.svd(covariance / sigma / sigma[:, None])
    if s[-1] <= 1e-8:
        raise ValueError("features repeat each other")
    return u.T / s.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: 'off by at most 1e-6, also for features that are nearly equal'; a fixed number of Newton-Schulz steps, enough for 1e-5, too few for eigenvalues near 1e-7"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    if torch.linalg.eigvalsh(correlation)[0] <= 1e-8:
        raise ValueError("features repeat each other")
    size = correlation.norm()
    eye = torch.eye(len(sigma), dtype=torch.float64)
    y, z = correlation / size, eye.clone()
    for _ in range(20):
        t = (3 * eye - z @ y) / 2
        y, z = y @ t, t @ z
    return z / size.sqrt() / sigma


# %% wrong="whitening_matrix" why="statement: W C W^T = I 'for any number of features'; the eigenvectors are taken from the rows instead of the columns, which is the same only where V is symmetric, as for two features"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError("features repeat each other")
    return torch.stack([v / lam.sqrt() / sigma for lam, v in zip(values, vectors)])


# %% wrong="whitening_matrix" why="statement: the smallest eigenvalue of the CORRELATION matrix; whitens by K, but the rule looks at the eigenvalues of the covariance divided by its largest variance, so small features beside large ones are refused"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    if torch.linalg.eigvalsh(covariance / variances.max())[0] <= 1e-8:
        raise ValueError("features repeat each other")
    sigma = variances.sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: 'the covariance stays as it is'; divides rows and columns in place and multiplies them back, which leaves rounding errors (and a normalised matrix where it refuses)"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if (covariance.diagonal() <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = covariance.diagonal().sqrt()
    covariance /= sigma
    covariance /= sigma[:, None]
    values, vectors = torch.linalg.eigh(covariance)
    if values[0] <= 1e-8:
        raise ValueError("features repeat each other")
    covariance *= sigma
    covariance *= sigma[:, None]
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: the smallest eigenvalue of K; looks at pairs of features alone (1 - |rho| at most 1e-8, for each two), so a feature that is nearly the sum of two others passes"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    pairs = correlation.abs().fill_diagonal_(0.0)
    if 1 - pairs.max() <= 1e-8:
        raise ValueError("two features are the same")
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] <= 1e-15:
        raise ValueError("rank loss")
    return vectors.T / values.sqrt()[:, None] / sigma


# %% right="prepared" why="three lines and whitening_matrix of Exercise 4"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    white = centred @ whitening_matrix(covariance).T
    return centred, normalised, white


# %% right="prepared" why="a loop over the points into results made before, a matrix times a column for each"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    w = whitening_matrix(covariance)
    results = tuple(torch.zeros_like(points) for _ in range(3))
    for i, x in enumerate(points):
        for j in range(len(mean)):
            results[0][i, j] = x[j] - mean[j]
            results[1][i, j] = (x[j] - mean[j]) / math.sqrt(covariance[j, j])
        results[2][i] = w @ results[0][i]
    return results


# %% right="prepared" why="a named tuple with a class method; whitens by the Cholesky factor of the correlation matrix, whitening_matrix only has to agree that it is possible"
from typing import NamedTuple


class Forms(NamedTuple):
    centred: torch.Tensor
    normalised: torch.Tensor
    white: torch.Tensor

    @classmethod
    def of(cls, points, mean, covariance):
        sigma = covariance.diagonal().sqrt()
        lower = torch.linalg.cholesky(covariance / sigma / sigma[:, None])
        centred = points - mean
        normalised = centred / sigma
        white = torch.linalg.solve_triangular(lower, normalised.T, upper=False).T
        return cls(centred, normalised, white.contiguous())


def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    whitening_matrix(covariance)  # raises where it must be refused
    return Forms.of(points, mean, covariance)


# %% right="prepared" why="NumPy throughout, with its own eigenvectors and its own refusal; does not call whitening_matrix"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    x, m, c = points.numpy(), mean.numpy(), covariance.numpy()
    variance = c.diagonal()
    if not (variance > 0).all():
        raise ValueError("a variance is not positive")
    sigma = variance**0.5
    lam, v = np.linalg.eigh(c / sigma[:, None] / sigma[None, :])
    if lam[0] <= 1e-8:
        raise ValueError("the features depend on each other")
    centred = x - m[None, :]
    normalised = centred / sigma[None, :]
    turned = normalised @ v
    white = turned / np.sqrt(lam)[None, :]
    return tuple(torch.tensor(a, dtype=torch.float64) for a in (centred, normalised, white))


# %% right="prepared" why="all three forms are linear: one stack of the three matrices, one einsum, then cloned apart"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    d = covariance.size(0)
    whiten = whitening_matrix(covariance)
    forms = torch.stack(
        [torch.eye(d, dtype=torch.float64), torch.diag(covariance.diagonal().rsqrt()), whiten]
    )
    first, second, third = torch.einsum("fjk,nk->fnj", forms, points.sub(mean))
    return first.clone(), second.clone(), third.clone()


# %% wrong="prepared" why="statement: 'A covariance that whitening_matrix refuses is a ValueError here, too', 'there may be ... none'; without points it returns before it looks at the covariance"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    if len(points) == 0:
        return torch.zeros_like(points), torch.zeros_like(points), torch.zeros_like(points)
    centred = points - mean
    return (
        centred,
        centred / covariance.diagonal().sqrt(),
        centred @ whitening_matrix(covariance).T,
    )


# %% wrong="prepared" why="statement: 'What becomes of a point does not depend on the others'; the signs of the white features are chosen so that the FIRST point is positive in each"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    white = centred @ whitening_matrix(covariance).T
    if len(white):
        white = white * torch.where(white[0] < 0, -1.0, 1.0).double()
    return centred, normalised, white


# %% wrong="prepared" why="statement: 'each feature divided by its standard deviation'; the root of C_jj + 1e-12, against division by zero: for a feature of size 1e-6 that is off by a factor of 1.4"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean
    normalised = centred / torch.sqrt(covariance.diagonal() + 1e-12)
    return centred, normalised, centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="statement: 'each feature divided by its standard deviation'; normalised points are clipped to -10 ... 10, as is often done with observations"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean
    normalised = (centred / covariance.diagonal().sqrt()).clamp(-10, 10)
    white = centred @ whitening_matrix(covariance).T
    return centred, normalised, white


# %% wrong="prepared" why="statement: 'a whitening matrix W for C'; W is kept from earlier calls by the variances alone, so another covariance with the same variances gets the wrong one"
_matrices = {}


def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    key = tuple(covariance.diagonal().tolist())
    if key not in _matrices:
        _matrices[key] = whitening_matrix(covariance)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ _matrices[key].T


# %% wrong="prepared" why="statement: 'the three results are new tensors'; where the mean is zero, the centred points are the argument itself"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean if mean.any() else points
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, torch.nn.functional.linear(centred, whitening_matrix(covariance))


# %% wrong="prepared" why="statement: 'with the mean m and the covariance C that are given'; a batch of 20 points or more is centred by its own mean"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    middle = points.mean(dim=0) if len(points) >= 20 else mean
    centred = points - middle
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="statement: W 'is the same for all points, at all calls'; turned by a random rotation that is drawn anew at each call"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    d = len(mean)
    q, _ = torch.linalg.qr(torch.randn(d, d, dtype=torch.float64))
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, centred @ (q @ whitening_matrix(covariance)).T


# %% wrong="prepared" why="statement: W 'is the same for all points'; whitens by eigenvectors, but a single point by the Cholesky factor, 'which is faster'"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    if len(points) == 1:
        matrix = torch.linalg.inv(torch.linalg.cholesky(covariance))
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T


# %% wrong="prepared" why="statement: 'the three results are new tensors'; for features without correlation the white points ARE the normalised ones, one tensor under two names"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    is_diagonal = torch.equal(covariance, torch.diag(covariance.diagonal()))
    white = normalised if is_diagonal else centred @ matrix.T
    return centred, normalised, white


# %% wrong="prepared" why="statement: 'whitening matrix W for C'; whitens by the eigenvectors of C itself, whose rounding swallows a small feature beside a large one (whitening_matrix is asked for its refusal only)"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    whitening_matrix(covariance)
    values, vectors = torch.linalg.eigh(covariance)
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, centred @ vectors / values.abs().sqrt()


# %% wrong="prepared" why="statement: 'The arguments stay as they are'; centres the caller's points in place and returns a copy of them"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    points.sub_(mean)
    return points.clone(), points / covariance.diagonal().sqrt(), points @ matrix.T
