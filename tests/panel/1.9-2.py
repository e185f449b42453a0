# %% right="mean_and_covariance" why="column by column with math.fsum, and a double loop over pairs of features"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n, d = points.shape
    if n < 2:
        raise ValueError("a covariance needs two points")
    columns = points.T.tolist()
    mean = [math.fsum(column) / n for column in columns]
    centred = [[x - m for x in column] for column, m in zip(columns, mean)]
    table = [[0.0] * d for _ in range(d)]
    for j in range(d):
        for k in range(j + 1):
            total = math.fsum(a * b for a, b in zip(centred[j], centred[k]))
            table[j][k] = table[k][j] = total / (n - 1)
    return (
        torch.tensor(mean, dtype=torch.float64),
        torch.tensor(table, dtype=torch.float64),
    )


# %% right="mean_and_covariance" why="Welford: one pass, mean and sum of products updated point by point"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n, d = points.shape
    if n < 2:
        raise ValueError(f"{n} points have no covariance")
    mean = points[0].clone()
    products = torch.zeros(d, d, dtype=torch.float64)
    for seen, x in enumerate(points[1:], start=2):
        gap = x - mean
        mean = mean + gap / seen
        products += torch.outer(gap, gap) * ((seen - 1) / seen)
    return mean, products / (n - 1)


# %% right="mean_and_covariance" why="QR of the centred points: C = R^T R / (n - 1)"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if points.shape[0] <= 1:
        raise ValueError("too few points")
    rows = points.numpy()
    mean = rows.mean(axis=0)
    r = np.linalg.qr((rows - mean) / math.sqrt(len(rows) - 1), mode="r")
    return torch.tensor(mean), torch.tensor(r.T @ r)


# %% right="mean_and_covariance" why="a class that merges halves (Chan): mean and sum of products of each half, added with a correction"
class Moments:
    def __init__(self, n: int, mean: torch.Tensor, products: torch.Tensor) -> None:
        self.n, self.mean, self.products = n, mean, products

    def __add__(self, other: "Moments") -> "Moments":
        n = self.n + other.n
        gap = other.mean - self.mean
        mean = self.mean + gap * (other.n / n)
        between = gap[:, None] * gap[None, :] * (self.n * other.n / n)
        return Moments(n, mean, self.products + other.products + between)


def moments_of(points: torch.Tensor) -> Moments:
    n, d = points.shape
    if n == 1:
        return Moments(1, points[0].clone(), points.new_zeros(d, d))
    half = n // 2
    return moments_of(points[:half]) + moments_of(points[half:])


def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("mean and covariance of fewer than two points")
    found = moments_of(points)
    return found.mean, found.products / (found.n - 1)


# %% right="mean_and_covariance" why="shifted by the first row, then the difference of two small numbers, which is harmless after the shift"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("at least two points, please")
    moved = points - points[0]
    middle = moved.mean(dim=0)
    products = torch.einsum("ij,ik->jk", moved, moved)
    covariance = (products - n * torch.outer(middle, middle)) / (n - 1)
    return points[0] + middle, covariance


# %% wrong="mean_and_covariance" why="statement: 'standard deviations from 1e-6', 'off by at most 1e-7 sigma_j sigma_k'; entries below 1e-11 are taken for rounding and set to 0, so small features lose their variance"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = points - mean
    covariance = centred.T @ centred / (n - 1)
    covariance[covariance.abs() < 1e-11] = 0.0  # traces of rounding
    return mean, covariance


# %% wrong="mean_and_covariance" why="statement: 'One point alone, or none ... raise a ValueError where there are fewer than two rows'; only what is one row is refused, and of a table with no rows it returns NaN"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n - 1 == 0:
        raise ValueError("division by zero: n - 1")
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.T @ centred / (n - 1)


# %% wrong="mean_and_covariance" why="statement: 'no cov, no corrcoef, nor any other that is ready-made'; SciPy's ready-made fit of a normal distribution, only rescaled"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    from scipy.stats import multivariate_normal

    n, d = points.shape
    if n < 2:
        raise ValueError("fewer than two points")
    mean, covariance = multivariate_normal.fit(points.numpy())
    covariance = np.asarray(covariance).reshape(d, d) * (n / (n - 1))
    return torch.tensor(mean).reshape(d), torch.tensor(covariance)


# %% wrong="mean_and_covariance" why="statement: 'The covariance is to be your own'; torch's method cov, called by a name that is put together from two pieces"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    import operator

    n, d = points.shape
    if n < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    spread = operator.methodcaller("co" + "v")((points - mean).T)
    return mean, spread.reshape(d, d)


# %% wrong="mean_and_covariance" why="statement: 'both results are new tensors'; a cache keyed by the tensor object gives the same tensors again, and old ones after the points were changed"
import functools


@functools.lru_cache(maxsize=None)
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.T @ centred / (len(points) - 1)


# %% wrong="mean_and_covariance" why="docstring: 'mean and covariance of points', sums over all i; points that occur twice count once"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    different = torch.unique(points, dim=0)
    n = len(different)
    mean = different.mean(dim=0)
    centred = different - mean
    return mean, centred.T @ centred / max(n - 1, 1)


# %% wrong="mean_and_covariance" why="docstring: 'Raises ValueError: there are fewer than two points'; it refuses any table with fewer points than features, too"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n, d = points.shape
    if n < max(2, d):
        raise ValueError("not enough points for a covariance matrix")
    mean = points.sum(dim=0) / n
    centred = points - mean
    return mean, torch.einsum("ij,ik->jk", centred, centred) / (n - 1)


# %% wrong="mean_and_covariance" why="statement: 'for means up to a million times as large'; it subtracts one common mean of all numbers before taking the shortcut, so features with different large means lose their digits"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n = len(points)
    if n < 2:
        raise ValueError("fewer than two points")
    base = points.mean()
    moved = points - base
    middle = moved.mean(dim=0)
    covariance = (moved.T @ moved - n * torch.outer(middle, middle)) / (n - 1)
    return middle + base, covariance


# %% right="cloud" why="torch.nn.functional.linear, which is x A^T + b"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return torch.nn.functional.linear(noise, mixing, mean)


# %% right="cloud" why="a table of zeros, filled by three loops with plain numbers"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = mean.shape[0]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64).tolist()
    centre, a = mean.tolist(), mixing.tolist()
    points = torch.zeros(n, d, dtype=torch.float64)
    for i in range(n):
        for j in range(d):
            entry = centre[j]
            for k in range(d):
                entry += a[j][k] * noise[i][k]
            points[i, j] = entry
    return points


# %% right="cloud" why="one column of the noise after the other, each moving all points along a column of A"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = mean.numel()
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    points = mean.repeat(n, 1)
    for k in range(d):
        points += noise[:, k : k + 1] * mixing[:, k]
    return points


# %% right="cloud" why="homogeneous coordinates: the shift is one more column of the matrix, by NumPy"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    longer = np.hstack([noise.numpy(), np.ones((n, 1))])
    both = np.hstack([mixing.numpy(), mean.numpy()[:, None]])
    return torch.from_numpy(np.einsum("jk,ik->ij", both, longer))


# %% wrong="cloud" why="statement: 'the points x_i = m + A z_i'; it takes the Cholesky factor of A A^T in place of A: the same covariance, but other points unless A is lower triangular with a positive diagonal, and an error where A is singular"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    factor = torch.linalg.cholesky(mixing @ mixing.T)
    return mean + noise @ factor.T


# %% wrong="cloud" why="statement: 'The noise is that of one call'; one call for each row, which draws other numbers as soon as the table has 16 entries"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = len(mean)
    points = torch.empty(n, d, dtype=torch.float64)
    for i in range(n):
        z = torch.randn(d, generator=generator, dtype=torch.float64)
        points[i] = mean + mixing @ z
    return points


# %% wrong="cloud" why="statement: 'Mean and mixing matrix stay as they are'; t_() turns the caller's matrix in place, so an unsymmetric one is transposed after the call"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.t_()


# %% wrong="cloud" why="docstring: 'float64' for any n from 0; the early answer for n = 0 is float32"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = len(mean)
    if n == 0:
        return torch.empty(0, d)
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    return torch.stack([mean + mixing @ z for z in noise])


# %% wrong="cloud" why="statement: 'the generator determines the result, and moves on: the next call draws what follows'; where the matrix is zero, nothing is drawn, so the next call repeats numbers"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    points = mean.repeat(n, 1)
    if mixing.any():
        noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
        points += noise @ mixing.T
    return points


# %% wrong="cloud" why="statement: 'the result is a new tensor'; a buffer for each shape is kept between calls and filled again, so an earlier cloud changes at the next call"
_BUFFERS: dict[tuple[int, int], torch.Tensor] = {}


def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    shape = (n, len(mean))
    points = _BUFFERS.setdefault(shape, torch.empty(shape, dtype=torch.float64))
    noise = torch.randn(*shape, generator=generator, dtype=torch.float64)
    torch.matmul(noise, mixing.T, out=points)
    points += mean
    return points


# %% wrong="cloud" why="statement: 'The noise is that of one call', 'up to the luck of the draw'; with many points the noise is centred first, to have the mean exactly"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    if n > 100:
        noise = noise - noise.mean(dim=0)
    return mean + noise @ mixing.T


# %% right="clouds_figure" why="plt.subplots with shared axes and a square of limits around everything"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    clouds = {"before": points}
    for name, matrix in matrices.items():
        clouds[name] = points @ matrix.T
    everything = torch.cat([*clouds.values()])
    low, high = everything.amin(dim=0), everything.amax(dim=0)
    middle = (low + high) / 2
    half = 0.55 * (high - low).max().item() or 1.0
    figure, panels = plt.subplots(
        1, len(clouds), sharex=True, sharey=True, figsize=(3 * len(clouds), 3.4)
    )
    for axes, (name, cloud_points) in zip(panels, clouds.items(), strict=True):
        axes.plot(*cloud_points.T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    x, y = middle.tolist()
    panels[0].set(xlim=(x - half, x + half), ylim=(y - half, y + half))
    return figure


# %% right="clouds_figure" why="a Figure without pyplot, scatter, and the origin in the middle of every panel"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", np.eye(2))] + [(k, m.numpy()) for k, m in matrices.items()]
    rows = points.numpy()
    images = [(name, np.einsum("jk,ik->ij", matrix, rows)) for name, matrix in steps]
    reach = max(float(np.abs(image).max()) for _, image in images) * 1.1 or 1.0
    figure = Figure(figsize=(3.2 * len(images), 3.6), layout="constrained")
    for number, (name, image) in enumerate(images, start=1):
        axes = figure.add_subplot(1, len(images), number)
        axes.scatter(image[:, 0], image[:, 1], s=12, color="tab:green", marker="x")
        axes.set_xlim(-reach, reach)
        axes.set_ylim(-reach, reach)
        axes.set_aspect("equal", adjustable="box")
        axes.set_title(name)
        axes.set_xlabel("x")
        axes.set_ylabel("y")
    return figure


# %% right="clouds_figure" why="a class that draws panel after panel; labels of the whole figure; invisible corners do the scaling by update_datalim"
class Strip:
    def __init__(self, n_panels: int) -> None:
        self.figure = plt.figure(figsize=(2.8 * n_panels, 3.2))
        grid = self.figure.add_gridspec(1, n_panels)
        self.panels: list[Axes] = []
        for column in range(n_panels):
            first = self.panels[0] if self.panels else None
            axes = self.figure.add_subplot(grid[0, column], sharex=first, sharey=first)
            axes.set_aspect(1)
            self.panels.append(axes)
        self.figure.supxlabel("first entry")
        self.figure.supylabel("second entry")

    def draw(self, axes: Axes, name: str, rows: list[list[float]]) -> None:
        axes.plot(
            [x for x, _ in rows],
            [y for _, y in rows],
            linestyle="none",
            marker="s",
            markersize=3,
            clip_on=False,
        )
        axes.set_title(name)


def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    strip = Strip(1 + len(matrices))
    rows = points.tolist()
    strip.draw(strip.panels[0], "before", rows)
    far = max(max(abs(x), abs(y)) for x, y in rows)
    for axes, (name, matrix) in zip(strip.panels[1:], matrices.items(), strict=True):
        (a, b), (c, d) = matrix.tolist()
        image = [[a * x + b * y, c * x + d * y] for x, y in rows]
        far = max(far, *(max(abs(x), abs(y)) for x, y in image))
        strip.draw(axes, name, image)
    far = 1.15 * far if far > 0 else 1.0
    strip.panels[0].update_datalim([(-far, -far), (far, far)])
    strip.panels[0].autoscale_view()
    strip.panels[0].set(xlim=(-far, far), ylim=(-far, far))
    return strip.figure


# %% right="clouds_figure" why="subplot_mosaic, a PathCollection by scatter with a colour for each point, limits by each panel's own data joined"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    stack = torch.stack([torch.eye(2, dtype=torch.float64), *matrices.values()])
    images = (stack @ points.T).transpose(1, 2).numpy()  # [k, n, 2]
    places = [f"panel {k}" for k in range(len(images))]
    figure, panels = plt.subplot_mosaic([places], figsize=(3 * len(images), 3.3))
    centre = (images.min(axis=(0, 1)) + images.max(axis=(0, 1))) / 2
    half = 0.6 * np.ptp(images, axis=(0, 1)).max()
    half = half if half > 0 else 0.5 + abs(centre).max()
    colours = np.linspace(0.0, 0.8, len(points))
    for place, name, image in zip(places, ["before", *matrices], images, strict=True):
        axes = panels[place]
        axes.scatter(*image.T, c=colours, cmap="viridis", vmin=0, vmax=1, s=15)
        axes.axis([centre[0] - half, centre[0] + half, centre[1] - half, centre[1] + half])
        axes.set_aspect("equal")
        axes.set(title=name, xlabel="$x_0$", ylabel="$x_1$")
    return figure


# %% wrong="clouds_figure" why="statement: 'The panels stand in one row'; with three matrices it makes two rows of two"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    clouds = {"before": points, **{k: points @ m.T for k, m in matrices.items()}}
    n_rows, n_columns = (2, 2) if len(clouds) == 4 else (1, len(clouds))
    figure, panels = plt.subplots(n_rows, n_columns, sharex=True, sharey=True)
    for axes, (name, rows) in zip(panels.flat, clouds.items(), strict=True):
        axes.plot(*rows.T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'no point is cut off'; the limits are twice the largest number before the transformations, which a matrix that stretches more exceeds"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure, panels = plt.subplots(1, len(matrices), figsize=(10, 4))
    reach = 2 * points.abs().max().item() + 0.1
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'a marker at every point and nowhere else'; the origin gets a marker as well"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure, panels = plt.subplots(1, len(matrices), sharex=True, sharey=True)
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.plot(0, 0, "k+", ms=9)
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'a marker at every point'; clouds of more than 1000 points are thinned out, every second point is left out"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    if len(points) > 1000:
        points = points[::2]  # enough to see the shape
    clouds = [("before", points)] + [(k, points @ m.T) for k, m in matrices.items()]
    figure, panels = plt.subplots(1, len(clouds), sharex=True, sharey=True)
    for axes, (name, rows) in zip(panels, clouds, strict=True):
        axes.scatter(rows[:, 0].tolist(), rows[:, 1].tolist(), s=4)
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'A new Figure at each call'; a figure with a number of its own is cleared and drawn into again"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure = plt.figure("clouds", figsize=(9, 3.5), clear=True)
    panels = figure.subplots(1, len(matrices), sharex=True, sharey=True)
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), "o", ms=3)
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'the points transformed by that matrix'; it is applied around the mean of the cloud, not around the origin"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    figure, panels = plt.subplots(1, 1 + len(matrices), sharex=True, sharey=True)
    mean = points.mean(dim=0)
    names = ["before", *matrices]
    clouds = [points, *(mean + (points - mean) @ m.T for m in matrices.values())]
    for axes, name, rows in zip(panels, names, clouds, strict=True):
        axes.plot(*rows.T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'labels on both axes (of each panel, or of the whole figure)'; label_outer leaves the label of y to the first panel alone"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure, panels = plt.subplots(1, len(matrices), sharex=True, sharey=True)
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
        axes.label_outer()
    return figure


# %% wrong="clouds_figure" why="statement: 'titled by its key'; underscores are replaced, and the key 'turn_90' becomes 'turn 90'"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure, panels = plt.subplots(1, len(matrices), sharex=True, sharey=True)
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set_title(name.replace("_", " ").strip())
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="statement: 'all panels have the same limits along x, and the same along y'; only y is shared, the limits along x are each panel's own"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    matrices = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    figure, panels = plt.subplots(1, len(matrices), sharey=True)
    for axes, (name, matrix) in zip(panels, matrices.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% right="whitening_matrix" why="the inverse of the Cholesky factor of K, after a look at the eigenvalues"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if bool((variances <= 0).any()):
        raise ValueError("a feature without variance")
    sigma = variances.sqrt()
    correlation = covariance / sigma[:, None] / sigma
    if torch.linalg.eigvalsh(correlation)[0] <= 1e-8:
        raise ValueError("features repeat each other")
    factor = torch.linalg.cholesky(correlation)
    scaling = torch.diag(1 / sigma)
    return torch.linalg.solve_triangular(factor, scaling, upper=False)


# %% right="whitening_matrix" why="NumPy, symmetric root: V Lambda^(-1/2) V^T D, which keeps white features near the measured ones"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    c = covariance.numpy()
    if not np.all(np.diag(c) > 0):
        raise ValueError("variances have to be positive")
    scale = np.diag(c) ** -0.5
    values, vectors = np.linalg.eigh(c * np.outer(scale, scale))
    if values.min() <= 1e-8:
        raise ValueError(f"smallest eigenvalue {values.min():.1e}")
    root = (vectors / np.sqrt(values)) @ vectors.T
    return torch.tensor(root * scale)


# %% right="whitening_matrix" why="Jacobi's rotations by hand, in plain Python, no library for eigenvalues"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    c = covariance.tolist()
    d = len(c)
    if any(c[j][j] <= 0 for j in range(d)):
        raise ValueError("a variance is not positive")
    sigma = [math.sqrt(c[j][j]) for j in range(d)]
    k = [[c[i][j] / sigma[i] / sigma[j] for j in range(d)] for i in range(d)]
    v = [[float(i == j) for j in range(d)] for i in range(d)]  # rows: eigenvectors
    for _ in range(100):
        if all(abs(k[p][q]) < 1e-15 for p in range(d) for q in range(p)):
            break
        for p in range(d):
            for q in range(p + 1, d):
                if k[p][q] == 0.0:
                    continue
                angle = 0.5 * math.atan2(2 * k[p][q], k[q][q] - k[p][p])
                cosine, sine = math.cos(angle), math.sin(angle)
                for row in k:
                    row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]
                for table in (k, v):
                    first, second = table[p], table[q]
                    table[p] = [cosine * a - sine * b for a, b in zip(first, second)]
                    table[q] = [sine * a + cosine * b for a, b in zip(first, second)]
    if min(k[j][j] for j in range(d)) <= 1e-8:
        raise ValueError("an eigenvalue of the correlation is too small")
    rows = [[v[j][i] / math.sqrt(k[j][j]) / sigma[i] for i in range(d)] for j in range(d)]
    return torch.tensor(rows, dtype=torch.float64)


# %% right="whitening_matrix" why="Gram-Schmidt on the unit vectors, with K as the inner product: each row is made uncorrelated with those before"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = torch.diagonal(covariance).clone()
    if variances.min() <= 0:
        raise ValueError("one of the features never varies")
    sigma = variances.sqrt()
    k = covariance / torch.outer(sigma, sigma)
    if np.linalg.eigvalsh(k.numpy()).min() <= 1e-8:
        raise ValueError("nearly one and the same feature twice")
    rows: list[torch.Tensor] = []
    for unit in torch.eye(len(k), dtype=torch.float64):
        for _ in range(3):  # again, for the digits
            for row in rows:
                unit = unit - (row @ k @ unit) * row
        rows.append(unit / (unit @ k @ unit).sqrt())
    return torch.stack(rows) / sigma


# %% wrong="whitening_matrix" why="docstring: 'the smallest eigenvalue of the correlation matrix is at most 1e-8'; singular values hide the sign of a negative eigenvalue, and |rho| < 1 for each pair does not exclude it with three features"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    correlation = covariance / sigma / sigma[:, None]
    if (correlation.abs() > 1 + 1e-9).any():
        raise ValueError("no data have this correlation")
    _, values, rows = torch.linalg.svd(correlation)
    if values.min() <= 1e-8:
        raise ValueError("the features repeat each other")
    return rows / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="statement: 'if the smallest eigenvalue of the correlation matrix K is at most 1e-8'; only a Cholesky factor that cannot be had is refused, so a correlation of 1 - 1e-10 passes"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if not sigma.all():
        raise ValueError("a variance is not positive")
    correlation = covariance / torch.outer(sigma, sigma)
    try:
        factor = torch.linalg.cholesky(correlation)
    except torch.linalg.LinAlgError as error:
        raise ValueError("not positive definite") from error
    return torch.linalg.inv(factor) / sigma


# %% wrong="whitening_matrix" why="statement: 'Each entry of W C W^T is off by at most 1e-6, also for features that are nearly equal'; eigenvalues below 1e-6 are raised to it, so between 1e-8 and 1e-6 the result is not white"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError("the smallest eigenvalue is too small")
    values = values.clamp(min=1e-6)  # no division by tiny numbers
    return (vectors / values.sqrt()).T / sigma


# %% wrong="whitening_matrix" why="statement: 'the smallest eigenvalue of K is at most 1e-8'; the determinant is asked, which is far smaller than that for many harmless eigenvalues below 1"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if (sigma == 0).any():
        raise ValueError("a variance is not positive")
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 0 or values.prod() <= 1e-8:
        raise ValueError("the correlation matrix is singular")
    return (vectors * values.rsqrt()).T / sigma


# %% wrong="whitening_matrix" why="statement: 'The result is a new tensor'; where the covariance is the identity already, it is handed back itself"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if torch.equal(covariance, torch.eye(len(covariance), dtype=torch.float64)):
        return covariance  # white already
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if (sigma == 0).any():
        raise ValueError("a variance is not positive")
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError("the smallest eigenvalue is too small")
    return (vectors / values.sqrt()).T / sigma


# %% wrong="whitening_matrix" why="statement: 'the smallest eigenvalue', not its quotient with the largest one; the quotient refuses many alike features with a smallest eigenvalue above the border"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if (sigma == 0).any():
        raise ValueError("a variance is not positive")
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] / values[-1] <= 1e-8:
        raise ValueError("badly conditioned")
    return (vectors / values.sqrt()).T / sigma


# %% wrong="whitening_matrix" why="statement: 'for any number of features'; the turn by 45 degrees serves two, and for more a fixed number of Newton steps towards the inverse root, which are too few for nearly equal features"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    d = len(covariance)
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if (sigma == 0).any():
        raise ValueError("a variance is not positive")
    k = covariance / sigma / sigma[:, None]
    if torch.linalg.eigvalsh(k)[0] <= 1e-8:
        raise ValueError("the smallest eigenvalue is too small")
    if d == 2:
        rho = k[0, 1].item()
        rows = torch.tensor([[1.0, 1.0], [1.0, -1.0]], dtype=torch.float64)
        scale = torch.tensor([2 + 2 * rho, 2 - 2 * rho], dtype=torch.float64).sqrt()
        return rows / scale[:, None] / sigma
    y, z = k / d, torch.eye(d, dtype=torch.float64)
    for _ in range(15):  # Newton, Schulz: y -> root, z -> inverse root
        step = (3 * torch.eye(d, dtype=torch.float64) - z @ y) / 2
        y, z = y @ step, step @ z
    return z / math.sqrt(d) / sigma


# %% wrong="whitening_matrix" why="statement: 'the covariance stays as it is'; diagonal() is a view, and sqrt_() writes the standard deviations into the caller's matrix"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if (covariance.diagonal() <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = covariance.diagonal().sqrt_()
    correlation = covariance / sigma / sigma[:, None]
    correlation.fill_diagonal_(1.0)
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] <= 1e-8:
        raise ValueError("the smallest eigenvalue is too small")
    return (vectors / values.sqrt()).T / sigma


# %% right="prepared" why="NumPy throughout, with einsum, and copies at the end"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    w = whitening_matrix(covariance).numpy()
    centred = np.subtract(points.numpy(), mean.numpy())
    normalised = np.divide(centred, np.sqrt(np.diagonal(covariance.numpy())))
    white = np.einsum("jk,ik->ij", w, centred)
    return torch.tensor(centred), torch.tensor(normalised), torch.tensor(white)


# %% right="prepared" why="one row after the other, written into three tables"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    sigma = [math.sqrt(covariance[j, j]) for j in range(len(mean))]
    centred, normalised, white = (torch.zeros_like(points) for _ in range(3))
    for i, point in enumerate(points):
        moved = point - mean
        centred[i] = moved
        for j, size in enumerate(sigma):
            normalised[i, j] = moved[j] / size
        white[i] = torch.mv(matrix, moved)
    return centred, normalised, white


# %% right="prepared" why="a class for the three steps; white from the normalised points, by a whitening matrix of the correlation matrix"
class Preparation:
    def __init__(self, mean: torch.Tensor, covariance: torch.Tensor) -> None:
        whitening_matrix(covariance)  # refuses what cannot be whitened
        self.mean = mean
        self.sigma = torch.sqrt(torch.diagonal(covariance))
        correlation = covariance / torch.outer(self.sigma, self.sigma)
        self.matrix = whitening_matrix(correlation)

    def centre(self, points: torch.Tensor) -> torch.Tensor:
        return points - self.mean

    def normalise(self, points: torch.Tensor) -> torch.Tensor:
        return self.centre(points) / self.sigma

    def whiten(self, points: torch.Tensor) -> torch.Tensor:
        return self.normalise(points) @ self.matrix.T


def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    steps = Preparation(mean, covariance)
    return steps.centre(points), steps.normalise(points), steps.whiten(points)


# %% right="prepared" why="a triangular system is solved for the white points, by the Cholesky factor of K; whitening_matrix only refuses"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    whitening_matrix(covariance)
    sigma = covariance.diagonal() ** 0.5
    centred = points - mean[None, :]
    normalised = centred / sigma[None, :]
    factor = torch.linalg.cholesky(covariance / sigma[:, None] / sigma[None, :])
    white = torch.linalg.solve_triangular(factor, normalised.T, upper=False)
    return centred, normalised, white.T.contiguous()


# %% wrong="prepared" why="statement: 'A covariance that whitening_matrix refuses is a ValueError here, too, even without points'; with no points it returns before it looks at the covariance"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    if len(points) == 0:
        return points.clone(), points.clone(), points.clone()
    matrix = whitening_matrix(covariance)
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, centred @ matrix.T


# %% wrong="prepared" why="statement: 'three new tensors: whoever writes into one changes nothing else'; where all variances are 1 the centred points are returned twice"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    centred = points - mean
    sigma = covariance.diagonal().sqrt()
    is_normal = torch.equal(sigma, torch.ones_like(sigma))
    normalised = centred if is_normal else centred / sigma
    return centred, normalised, centred @ matrix.T


# %% wrong="prepared" why="statement: 'the results are three new tensors'; with a mean of zero the centred points are the caller's own tensor"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    centred = points - mean if mean.any() else points
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T


# %% wrong="prepared" why="statement: 'each feature divided by its standard deviation'; a little is added under the root against division by zero, which is as large as the variance of the smallest features"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    centred = points - mean
    normalised = centred / (covariance.diagonal() + 1e-12).sqrt()
    return centred, normalised, centred @ matrix.T


# %% wrong="prepared" why="statement: 'normalised: centred, and each feature divided by its standard deviation'; what lies more than 10 standard deviations off is clipped, as wrappers for agents do"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    centred = points - mean
    normalised = (centred / covariance.diagonal().sqrt()).clamp(-10.0, 10.0)
    return centred, normalised, centred @ matrix.T


# %% wrong="prepared" why="statement: 'white: W (x - m), as exact as in Exercise 4'; a covariance whose entries off the diagonal are below allclose's 1e-8 is taken for uncorrelated, which small correlated features are not"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    variances = covariance.diagonal()
    centred = points - mean
    normalised = centred / variances.sqrt()
    if torch.allclose(covariance, torch.diag(variances)):  # nothing to turn
        return centred, normalised, normalised.clone()
    return centred, normalised, centred @ matrix.T


# %% wrong="prepared" why="statement: 'The arguments stay as they are'; the points are moved in place and moved back, which rounds them"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    matrix = whitening_matrix(covariance)
    points -= mean
    centred = points.clone()
    normalised = points / covariance.diagonal().sqrt()
    white = points @ matrix.T
    points += mean
    return centred, normalised, white


# %% wrong="prepared" why="statement: 'the same for all points, at all calls', with the covariance that is given; matrices are kept under their covariance rounded to 6 decimals, so a second small covariance gets the matrix of the first"
_MATRICES: dict[tuple[float, ...], torch.Tensor] = {}


def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    fresh = whitening_matrix(covariance)
    key = tuple(round(c, 6) for c in covariance.flatten().tolist())
    matrix = _MATRICES.setdefault(key, fresh)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T
