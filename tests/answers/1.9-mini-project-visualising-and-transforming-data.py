# The bank of 1.9: right answers get every point, wrong ones lose the hidden test.

# %% right="mean_and_covariance" why="sums, and einsum over the points"
def mean_and_covariance(points):
    if points.shape[0] <= 1:
        raise ValueError("too few points")
    mean = points.sum(0) / points.shape[0]
    away = points - mean
    return mean, torch.einsum("ij,ik->jk", away, away) / (points.shape[0] - 1)


# %% right="mean_and_covariance" why="a loop over the points and outer products"
def mean_and_covariance(points):
    n, d = points.shape
    if n < 2:
        raise ValueError(n)
    mean = points.mean(0)
    total = torch.zeros(d, d, dtype=torch.float64)
    for row in points:
        total += torch.outer(row - mean, row - mean)
    return mean, total / (n - 1)


# %% right="mean_and_covariance" why="NumPy inside, and a broadcast of all products"
def mean_and_covariance(points):
    x = points.numpy()
    if len(x) < 2:
        raise ValueError(f"{len(x)} points")
    m = np.mean(x, axis=0)
    c = ((x - m)[:, :, None] * (x - m)[:, None, :]).sum(axis=0) / (len(x) - 1)
    return torch.from_numpy(m), torch.from_numpy(c)


# %% right="mean_and_covariance" why="Welford's running update"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError("expected two points")
    mean = torch.zeros(points.shape[1], dtype=torch.float64)
    total = torch.zeros(points.shape[1], points.shape[1], dtype=torch.float64)
    for k, row in enumerate(points, start=1):
        step = row - mean
        mean = mean + step / k
        total = total + torch.outer(step, row - mean)
    return mean, total / (len(points) - 1)


# %% right="mean_and_covariance" why="column by column, and the name cov for a variable"
def mean_and_covariance(points):
    n, d = points.shape
    if n < 2:
        raise ValueError("n")
    mean = torch.stack([points[:, j].mean() for j in range(d)])
    cov = torch.empty(d, d, dtype=torch.float64)
    for j in range(d):
        for k in range(d):
            cov[j, k] = ((points[:, j] - mean[j]) @ (points[:, k] - mean[k])) / (n - 1)
    return mean, cov


# %% wrong="mean_and_covariance" why="divides by n"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean(dim=0)
    return mean, (points - mean).T @ (points - mean) / len(points)


# %% wrong="mean_and_covariance" why="the shortcut without centring"
def mean_and_covariance(points):
    n = len(points)
    if n < 2:
        raise ValueError
    mean = points.mean(dim=0)
    return mean, (points.T @ points - n * torch.outer(mean, mean)) / (n - 1)


# %% wrong="mean_and_covariance" why="does not centre"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    return points.mean(dim=0), points.T @ points / (len(points) - 1)


# %% wrong="mean_and_covariance" why="the correlation matrix"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean(dim=0)
    z = (points - mean) / points.std(dim=0)
    return mean, z.T @ z / (len(points) - 1)


# %% wrong="mean_and_covariance" why="torch.cov"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    return points.mean(dim=0), torch.cov(points.T).reshape(points.shape[1], -1)


# %% wrong="mean_and_covariance" why="one point gives NaN"
def mean_and_covariance(points):
    mean = points.mean(dim=0)
    return mean, (points - mean).T @ (points - mean) / (len(points) - 1)


# %% wrong="mean_and_covariance" passes="visible" why="two points are refused where there are more features"
def mean_and_covariance(points):
    if len(points) < 2 or len(points) < points.shape[1]:
        raise ValueError
    mean = points.mean(dim=0)
    return mean, (points - mean).T @ (points - mean) / (len(points) - 1)


# %% wrong="mean_and_covariance" why="products of rows instead of columns"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean(dim=0)
    return mean, (points - mean) @ (points - mean).T / (len(points) - 1)


# %% wrong="mean_and_covariance" why="centres the caller's points"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean(dim=0)
    points -= mean
    return mean, points.T @ points / (len(points) - 1)


# %% wrong="mean_and_covariance" why="by way of float32"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    x = points.float()
    mean = x.mean(dim=0)
    return mean.double(), ((x - mean).T @ (x - mean) / (len(points) - 1)).double()


# %% wrong="mean_and_covariance" why="the other order"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean(dim=0)
    return (points - mean).T @ (points - mean) / (len(points) - 1), mean


# %% wrong="mean_and_covariance" why="variances only"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    return points.mean(dim=0), torch.diag(points.var(dim=0))


# %% wrong="mean_and_covariance" why="one mean for all features"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    mean = points.mean()
    centred = points - mean
    return mean.expand(points.shape[1]), centred.T @ centred / (len(points) - 1)


# %% wrong="mean_and_covariance" passes="visible" why="writes into tensors that it keeps"
KEPT = {}


def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    d = points.shape[1]
    if d not in KEPT:
        KEPT[d] = torch.empty(d, dtype=torch.float64), torch.empty(d, d, dtype=torch.float64)
    mean, covariance = KEPT[d]
    mean.copy_(points.mean(dim=0))
    covariance.copy_((points - mean).T @ (points - mean) / (len(points) - 1))
    return mean, covariance


# %% right="cloud" why="einsum, and the mean last"
def cloud(n, mean, mixing, generator):
    d = mean.numel()
    z = torch.randn(n, d, generator=generator, dtype=torch.float64)
    return torch.einsum("ij,kj->ki", mixing, z) + mean


# %% right="cloud" why="a loop over the rows of the noise"
def cloud(n, mean, mixing, generator):
    noise = torch.randn((n, mean.shape[0]), dtype=torch.float64, generator=generator)
    points = torch.empty_like(noise)
    for i in range(n):
        points[i] = mean + mixing @ noise[i]
    return points


# %% right="cloud" why="addmm"
def cloud(n, mean, mixing, generator):
    return torch.addmm(mean, torch.randn(n, len(mean), generator=generator, dtype=torch.float64), mixing.T)


# %% right="cloud" why="columns of noise"
def cloud(n, mean, mixing, generator):
    noise = torch.randn(n, len(mean), generator=generator, dtype=mean.dtype)
    return (mixing @ noise.T + mean[:, None]).T


# %% right="cloud" why="a linear layer of torch.nn.functional"
def cloud(n, mean, mixing, generator):
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return torch.nn.functional.linear(noise, mixing, mean)


# %% wrong="cloud" why="not transposed"
def cloud(n, mean, mixing, generator):
    return mean + torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing


# %% wrong="cloud" why="the global generator"
def cloud(n, mean, mixing, generator):
    return mean + torch.randn(n, len(mean), dtype=torch.float64) @ mixing.T


# %% wrong="cloud" why="a generator of its own"
def cloud(n, mean, mixing, generator):
    own = torch.Generator().manual_seed(0)
    return mean + torch.randn(n, len(mean), generator=own, dtype=torch.float64) @ mixing.T


# %% wrong="cloud" why="uniform noise"
def cloud(n, mean, mixing, generator):
    return mean + torch.rand(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T


# %% wrong="cloud" why="float32 noise"
def cloud(n, mean, mixing, generator):
    return mean + torch.randn(n, len(mean), generator=generator).double() @ mixing.T


# %% wrong="cloud" why="the mean is mixed too"
def cloud(n, mean, mixing, generator):
    return (mean + torch.randn(n, len(mean), generator=generator, dtype=torch.float64)) @ mixing.T


# %% wrong="cloud" why="one noise for all points"
def cloud(n, mean, mixing, generator):
    return (mean + torch.randn(1, len(mean), generator=generator, dtype=torch.float64) @ mixing.T).repeat(n, 1)


# %% wrong="cloud" why="a call for each point"
def cloud(n, mean, mixing, generator):
    rows = [mean + mixing @ torch.randn(len(mean), generator=generator, dtype=torch.float64) for _ in range(n)]
    return torch.stack(rows) if rows else torch.empty(0, len(mean), dtype=torch.float64)


# %% wrong="cloud" why="fails without points"
def cloud(n, mean, mixing, generator):
    if n == 0:
        raise ValueError("no points")
    return mean + torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T


# %% wrong="cloud" why="forgets the mean"
def cloud(n, mean, mixing, generator):
    return torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T


# %% wrong="cloud" passes="visible" why="always two features"
def cloud(n, mean, mixing, generator):
    return mean[:2] + torch.randn(n, 2, generator=generator, dtype=torch.float64) @ mixing[:2, :2].T


# %% wrong="cloud" why="moved so that the sample mean is exact"
def cloud(n, mean, mixing, generator):
    points = torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T
    return points - points.mean(dim=0) + mean


# %% wrong="cloud" why="noise with one row for each feature"
def cloud(n, mean, mixing, generator):
    return (mixing @ torch.randn(len(mean), n, generator=generator, dtype=torch.float64)).T + mean


# %% right="clouds_figure" why="no shared axes: limits by hand, scatter"
def clouds_figure(points, matrices):
    stages = [("before", points)] + [(name, (m @ points.T).T) for name, m in matrices.items()]
    everything = torch.cat([stage for _, stage in stages]).abs().max().item() * 1.1
    figure, panels = plt.subplots(1, len(stages), squeeze=False)
    for axes, (name, stage) in zip(panels[0], stages):
        axes.scatter(stage[:, 0].numpy(), stage[:, 1].numpy(), s=8)
        axes.set_title(name)
        axes.set_xlim(-everything, everything)
        axes.set_ylim(-everything, everything)
        axes.set_aspect("equal", adjustable="box")
        axes.set_xlabel("x")
        axes.set_ylabel("y")
    return figure


# %% right="clouds_figure" why="a Figure without pyplot, one colour for each panel, labels of the figure"
def clouds_figure(points, matrices):
    figure = Figure(figsize=(12, 4), layout="constrained")
    panels = figure.subplots(1, 1 + len(matrices), sharex=True, sharey=True)
    both = {"before": torch.eye(2, dtype=torch.float64), **matrices}
    for k, (axes, name) in enumerate(zip(panels, both)):
        moved = torch.einsum("jk,ik->ij", both[name], points)
        axes.plot(moved[:, 0], moved[:, 1], "o", color=f"C{k}")
        axes.set_title(name)
        axes.set_aspect("equal")
    figure.supxlabel("feature 0")
    figure.supylabel("feature 1")
    return figure


# %% right="clouds_figure" why="add_subplot one by one, linestyle none, axes through the origin"
def clouds_figure(points, matrices):
    figure = plt.figure(figsize=(11, 4))
    first = None
    for k, name in enumerate(["before", *matrices]):
        axes = figure.add_subplot(1, len(matrices) + 1, k + 1, sharex=first, sharey=first)
        first = first or axes
        shown = points if k == 0 else points @ matrices[name].T
        axes.axhline(0, color="0.8")
        axes.axvline(0, color="0.8")
        axes.plot(*shown.T, marker="x", linestyle="none")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% right="clouds_figure" why="subplot_mosaic, and limits from all points"
def clouds_figure(points, matrices):
    clouds = [points.numpy()] + [points.numpy() @ m.numpy().T for m in matrices.values()]
    low, high = np.vstack(clouds).min(axis=0), np.vstack(clouds).max(axis=0)
    room = 0.1 * (high - low).max() + 1e-3 * np.abs(high).max()
    figure, panels = plt.subplot_mosaic([[str(k) for k in range(len(clouds))]], figsize=(12, 4))
    for axes, title, cloud_now in zip(panels.values(), ["before", *matrices], clouds):
        axes.scatter(*cloud_now.T, s=10, color="black")
        axes.set_xlim(low[0] - room, high[0] + room)
        axes.set_ylim(low[1] - room, high[1] + room)
        axes.set_aspect("equal")
        axes.set(xlabel="first", ylabel="second", title=title)
    return figure


# %% wrong="clouds_figure" why="not transposed"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="limits differ between panels"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages))
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="lines between the points"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), "o-")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="unequal units"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y")
    return figure


# %% wrong="clouds_figure" why="one transformation after the other"
def clouds_figure(points, matrices):
    stages, moved = {"before": points}, points
    for name, m in matrices.items():
        moved = moved @ m.T
        stages[name] = moved
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="titles in another order than the panels"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, name, stage in zip(panels, reversed(stages), stages.values()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="names sorted"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ matrices[name].T for name in sorted(matrices)}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="no titles"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, stage in zip(panels, stages.values()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="no labels"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, aspect="equal")
    return figure


# %% wrong="clouds_figure" why="no panel before"
def clouds_figure(points, matrices):
    figure, panels = plt.subplots(1, len(matrices), sharex=True, sharey=True, squeeze=False)
    for axes, (name, m) in zip(panels[0], matrices.items()):
        axes.plot(*(points @ m.T).T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" passes="visible" why="fixed limits"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages))
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal", xlim=(-8, 8), ylim=(-8, 8))
    return figure


# %% wrong="clouds_figure" why="a column"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(len(stages), 1, sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="the points before in every panel, too"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*points.T.tolist(), ".", color="0.7")
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" passes="visible" why="every second point where there are many"
def clouds_figure(points, matrices):
    shown = points[::2] if len(points) > 20 else points
    stages = {"before": shown} | {name: shown @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="clouds_figure" why="y grows downwards"
def clouds_figure(points, matrices):
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    figure, panels = plt.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    panels[0].invert_yaxis()
    return figure


# %% wrong="clouds_figure" why="draws into the open figure"
def clouds_figure(points, matrices):
    figure = plt.gcf() if plt.get_fignums() and not plt.gcf().axes else plt.figure()
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    panels = figure.subplots(1, len(stages), sharex=True, sharey=True)
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% right="whitening_matrix" why="the inverse of the Cholesky factor of the correlation matrix"
def whitening_matrix(covariance):
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a feature never varies")
    scaling = torch.diag(1 / variances.sqrt())
    correlation = scaling @ covariance @ scaling
    if torch.linalg.eigvalsh(correlation).min() <= 1e-8:
        raise ValueError("rank loss")
    return torch.linalg.inv(torch.linalg.cholesky(correlation)) @ scaling


# %% right="whitening_matrix" why="the symmetric root of the inverse correlation (ZCA-cor)"
def whitening_matrix(covariance):
    sigma = covariance.diagonal().clamp(min=0).sqrt()
    if sigma.min() == 0:
        raise ValueError("no variance")
    values, vectors = torch.linalg.eigh(covariance / torch.outer(sigma, sigma))
    if values.min() <= 1e-8:
        raise ValueError(f"eigenvalues {values.tolist()}")
    return vectors @ torch.diag(values**-0.5) @ vectors.T @ torch.diag(1 / sigma)


# %% right="whitening_matrix" why="NumPy, largest eigenvalue first"
def whitening_matrix(covariance):
    c = covariance.numpy()
    if np.any(np.diag(c) <= 0):
        raise ValueError("variance")
    s = np.sqrt(np.diag(c))
    values, vectors = np.linalg.eigh(c / s[:, None] / s[None, :])
    if values.min() <= 1e-8:
        raise ValueError("eigenvalue")
    order = np.argsort(-values)
    return torch.from_numpy((vectors[:, order] / np.sqrt(values[order])).T / s)


# %% right="whitening_matrix" why="Cholesky of C itself: triangular factors do not mix sizes"
def whitening_matrix(covariance):
    diagonal = torch.diagonal(covariance)
    if not bool(torch.all(diagonal > 0)):
        raise ValueError
    root = diagonal.sqrt()
    if torch.linalg.eigvalsh(covariance / root / root[:, None])[0] <= 1e-8:
        raise ValueError
    factor = torch.linalg.cholesky(covariance)
    identity = torch.eye(len(covariance), dtype=covariance.dtype)
    return torch.linalg.solve_triangular(factor, identity, upper=False)


# %% right="whitening_matrix" why="singular values of the correlation matrix"
def whitening_matrix(covariance):
    sigma = covariance.diagonal().sqrt()
    if not (sigma > 0).all():
        raise ValueError
    correlation = covariance / sigma[:, None] / sigma[None]
    if torch.linalg.eigvalsh(correlation)[0] <= 1e-8:
        raise ValueError
    left, values, _ = torch.linalg.svd(correlation)
    return (left / values.sqrt()).T / sigma


# %% wrong="whitening_matrix" why="eigenvectors of C itself"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    if torch.linalg.eigvalsh(covariance / sigma / sigma[:, None])[0] <= 1e-8:
        raise ValueError
    values, vectors = torch.linalg.eigh(covariance)
    return vectors.T / values.sqrt()[:, None]


# %% wrong="whitening_matrix" why="eigenvectors in columns"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError
    return vectors / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="divides by the eigenvalues, not by their roots"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError
    return vectors.T / values[:, None] / sigma


# %% wrong="whitening_matrix" why="turns, but does not scale"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError
    return vectors.T / sigma


# %% wrong="whitening_matrix" why="normalises only"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    if torch.linalg.eigvalsh(covariance / sigma / sigma[:, None])[0] <= 1e-8:
        raise ValueError
    return torch.diag(1 / sigma)


# %% wrong="whitening_matrix" why="the transpose of the inverse Cholesky factor"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    if torch.linalg.eigvalsh(covariance / sigma / sigma[:, None])[0] <= 1e-8:
        raise ValueError
    return torch.linalg.inv(torch.linalg.cholesky(covariance)).T


# %% wrong="whitening_matrix" why="a small number is added to the eigenvalues, and nothing is refused"
def whitening_matrix(covariance):
    sigma = (covariance.diagonal() + 1e-30).sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    return vectors.T / (values.clamp(min=0) + 1e-5).sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="the rule is held against the eigenvalues of C"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    if torch.linalg.eigvalsh(covariance)[0] <= 1e-8:
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="refuses only negative eigenvalues"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] < 0:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="the rule with 1e-6"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-6:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="the rule with 1e-12"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-12:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="looks at pairs of features only"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma / sigma[:, None]
    if (correlation - torch.diag(correlation.diagonal())).abs().max() >= 1 - 1e-8:
        raise ValueError
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] < 1e-14:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="the formula of two features"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    rho = (covariance[0, 1] / sigma[0] / sigma[1]).item()
    if 1 - abs(rho) <= 1e-8:
        raise ValueError
    first = [1 / math.sqrt(2 + 2 * rho), 1 / math.sqrt(2 + 2 * rho)]
    second = [1 / math.sqrt(2 - 2 * rho), -1 / math.sqrt(2 - 2 * rho)]
    return torch.tensor([first, second], dtype=torch.float64) / sigma


# %% wrong="whitening_matrix" why="another error: that of torch.linalg"
def whitening_matrix(covariance):
    return torch.linalg.inv(torch.linalg.cholesky(covariance))


# %% wrong="whitening_matrix" passes="visible" why="by way of float32 for moderate correlations"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma / sigma[:, None]
    values, vectors = torch.linalg.eigh(correlation)
    if values[0] <= 1e-8:
        raise ValueError
    if values[0] > 1e-4 and len(values) > 3:
        values, vectors = (one.double() for one in torch.linalg.eigh(correlation.float()))
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="normalises the caller's covariance in place"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    covariance /= sigma
    covariance /= sigma[:, None]
    values, vectors = torch.linalg.eigh(covariance)
    if values[0] <= 1e-8:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="the identity is returned as it came"
def whitening_matrix(covariance):
    if torch.equal(covariance, torch.eye(len(covariance), dtype=torch.float64)):
        return covariance
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% right="prepared" why="by matrices, in the order of the lemma"
def prepared(points, mean, covariance):
    w = whitening_matrix(covariance)
    d = torch.diag(1 / torch.sqrt(torch.diag(covariance)))
    centred = points - mean
    return centred, centred @ d.T, torch.einsum("jk,ik->ij", w, centred)


# %% right="prepared" why="its own whitening, by the Cholesky factor"
def prepared(points, mean, covariance):
    whitening_matrix(covariance)
    centred = points - mean[None, :]
    factor = torch.linalg.cholesky(covariance)
    white = torch.linalg.solve_triangular(factor, centred.T, upper=False).T
    return (centred, centred / covariance.diagonal().sqrt(), white)


# %% right="prepared" why="a loop over the points"
def prepared(points, mean, covariance):
    w = whitening_matrix(covariance)
    forms = [torch.empty_like(points) for _ in range(3)]
    for i in range(len(points)):
        forms[0][i] = points[i] - mean
        forms[1][i] = (points[i] - mean) / covariance.diagonal().sqrt()
        forms[2][i] = w @ (points[i] - mean)
    return tuple(forms)


# %% right="prepared" why="white from normalised, by the correlation matrix"
def prepared(points, mean, covariance):
    sigma = covariance.diagonal().sqrt()
    turn_and_scale = whitening_matrix(covariance) * sigma
    centred = points.clone()
    centred -= mean
    normalised = centred / sigma
    return centred, normalised, normalised @ turn_and_scale.T


# %% wrong="prepared" why="the mean of the points that came in"
def prepared(points, mean, covariance):
    centred = points - points.mean(dim=0)
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="the spread of the points that came in"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, centred / points.std(dim=0), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="no transpose"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance)


# %% wrong="prepared" why="white without centring"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), points @ whitening_matrix(covariance).T


# %% wrong="prepared" why="normalised without centring"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, points / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="divides by variances"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, centred / covariance.diagonal(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="whitens what is normalised already"
def prepared(points, mean, covariance):
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, normalised @ whitening_matrix(covariance).T


# %% wrong="prepared" why="another order"
def prepared(points, mean, covariance):
    centred = points - mean
    return centred, centred @ whitening_matrix(covariance).T, centred / covariance.diagonal().sqrt()


# %% wrong="prepared" why="a list"
def prepared(points, mean, covariance):
    centred = points - mean
    return [centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T]


# %% wrong="prepared" why="changes the caller's points"
def prepared(points, mean, covariance):
    points -= mean
    return points.clone(), points / covariance.diagonal().sqrt(), points @ whitening_matrix(covariance).T


# %% wrong="prepared" why="the covariance of the points, where there are enough"
def prepared(points, mean, covariance):
    if len(points) > 2:
        mean, covariance = mean_and_covariance(points)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" passes="visible" why="turns the white points by an angle that depends on how many came"
def prepared(points, mean, covariance):
    centred = points - mean
    white = centred @ whitening_matrix(covariance).T
    return centred, centred / covariance.diagonal().sqrt(), white if len(points) < 30 else -white


# %% wrong="prepared" why="refuses no points"
def prepared(points, mean, covariance):
    if len(points) == 0:
        raise ValueError("no points")
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" why="zeros where nothing can be whitened"
def prepared(points, mean, covariance):
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    try:
        return centred, normalised, centred @ whitening_matrix(covariance).T
    except ValueError:
        return centred, normalised, torch.zeros_like(points)


# %% wrong="prepared" passes="visible" why="no points: nothing is checked"
def prepared(points, mean, covariance):
    if len(points) == 0:
        return points.clone(), points.clone(), points.clone()
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="prepared" passes="visible" why="where all variances are 1, normalised is the centred tensor itself"
def prepared(points, mean, covariance):
    centred = points - mean
    sigma = covariance.diagonal().sqrt()
    normalised = centred if (sigma == 1).all() else centred / sigma
    return centred, normalised, centred @ whitening_matrix(covariance).T


# %% wrong="prepared" passes="visible" why="a mean of 0: the caller's own points"
def prepared(points, mean, covariance):
    centred = points if (mean == 0).all() else points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ whitening_matrix(covariance).T


# %% wrong="clouds_figure" why="puts the identity into the caller's dictionary"
def clouds_figure(points, matrices):
    names = [name for name in matrices if name != "before"]
    matrices["before"] = torch.eye(2, dtype=torch.float64)
    figure, panels = plt.subplots(1, len(matrices), sharex=True, sharey=True)
    for axes, name in zip(panels, ["before", *names]):
        axes.plot(*(points @ matrices[name].T).T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="whitening_matrix" passes="visible" why="the determinant is held against the limit"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma / sigma[:, None]
    if torch.linalg.det(correlation) <= 1e-8:
        raise ValueError
    values, vectors = torch.linalg.eigh(correlation)
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="the condition number is held against the limit"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values[0] <= 1e-8 * values[-1]:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="keeps its results by the place of the tensor, whatever is in it by then"
KEPT = {}


def whitening_matrix(covariance):
    key = covariance.data_ptr(), covariance.shape
    if key not in KEPT:
        if not (covariance.diagonal() > 0).all():
            raise ValueError
        sigma = covariance.diagonal().sqrt()
        values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
        if values[0] <= 1e-8:
            raise ValueError
        KEPT[key] = covariance, vectors.T / values.sqrt()[:, None] / sigma
    return KEPT[key][1].clone()


# %% wrong="prepared" why="a new rotation at each call"
def prepared(points, mean, covariance):
    centred = points - mean
    q, _ = torch.linalg.qr(torch.randn(len(mean), len(mean), dtype=torch.float64))
    white = centred @ (q @ whitening_matrix(covariance)).T
    return centred, centred / covariance.diagonal().sqrt(), white


# %% right="prepared" why="rotated and mirrored, but always the same way"
def prepared(points, mean, covariance):
    centred = torch.sub(points, mean)
    white = torch.matmul(whitening_matrix(covariance), centred.T).flip(0).neg().T
    return centred, torch.div(centred, torch.sqrt(torch.diagonal(covariance))), white.contiguous()


# %% right="clouds_figure" why="panels in pandas' way: a helper that draws one panel"
def draw(axes, points, title):
    axes.scatter(points[:, 0].tolist(), points[:, 1].tolist(), marker="+")
    axes.set_title(title.capitalize() if title == "before" else title)
    axes.set_xlabel("$x_0$")
    axes.set_ylabel("$x_1$")
    axes.set_aspect("equal")


def clouds_figure(points, matrices):
    figure, panels = plt.subplots(ncols=len(matrices) + 1, sharex="all", sharey="all", figsize=(10, 3))
    draw(panels[0], points, "before")
    for k, (name, matrix) in enumerate(matrices.items()):
        draw(panels[k + 1], points.matmul(matrix.t()), name)
    figure.suptitle("before and after")
    return figure


# %% wrong="cloud" passes="visible" why="draws in float32 where there are many points"
def cloud(n, mean, mixing, generator):
    if n > 1000:
        return mean + torch.randn(n, len(mean), generator=generator).double() @ mixing.T
    return mean + torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T


# %% wrong="mean_and_covariance" passes="visible" why="divides by the number of features where there are fewer points"
def mean_and_covariance(points):
    n, d = points.shape
    if n < 2:
        raise ValueError
    mean = points.mean(dim=0)
    return mean, (points - mean).T @ (points - mean) / max(n - 1, d - 1)


# %% right="mean_and_covariance" why="singular values: exact enough within twelve powers of ten"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    _, s, vh = torch.linalg.svd(points - mean, full_matrices=False)
    return mean, (vh.T * s.square()) @ vh / (len(points) - 1)


# %% wrong="mean_and_covariance" passes="visible" why="equal rows are counted once"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = torch.unique(points, dim=0) - mean
    n = max(len(centred), 2)
    return mean, centred.T @ centred / (n - 1)


# %% wrong="mean_and_covariance" passes="visible" why="points that are all equal: the mean is a view of their first row"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    n, d = points.shape
    if n < 2:
        raise ValueError("fewer than two points")
    if (points == points[0]).all():  # nothing varies
        return points[0], torch.zeros(d, d, dtype=torch.float64)
    mean = points.mean(dim=0)
    centred = points - mean
    return mean, centred.mT @ centred / (n - 1)


# %% wrong="mean_and_covariance" why="torch.cov, whose name is put together"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    ready = getattr(torch, "co" + "v")
    return points.mean(dim=0), ready(points.T).reshape(points.shape[1], -1)


# %% wrong="mean_and_covariance" why="products of centred points in float32"
def mean_and_covariance(points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(points) < 2:
        raise ValueError("fewer than two points")
    mean = points.mean(dim=0)
    centred = (points - mean).to(torch.float32)
    return mean, (centred.T @ centred).double() / (len(points) - 1)


# %% wrong="cloud" why="seeds the generator anew at each call"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    generator.manual_seed(generator.initial_seed())
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T


# %% wrong="cloud" why="draws from a copy of the generator, which does not move on"
def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    own = torch.Generator()
    own.set_state(generator.get_state())  # leave the argument as it is
    noise = torch.randn(n, len(mean), generator=own, dtype=torch.float64)
    return torch.addmm(mean, noise, mixing.T)


# %% wrong="cloud" passes="visible" why="one buffer for each shape, overwritten by the next call"
_buffers = {}


def cloud(
    n: int, mean: torch.Tensor, mixing: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    d = len(mean)
    buffer = _buffers.setdefault((n, d), torch.empty(n, d, dtype=torch.float64))
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    torch.addmm(mean, noise, mixing.T, out=buffer)
    return buffer


# %% wrong="clouds_figure" passes="visible" why="markers that fade where there are many points"
def clouds_figure(points: torch.Tensor, matrices: Mapping[str, torch.Tensor]) -> Figure:
    steps = [("before", torch.eye(2).double()), *matrices.items()]
    figure, panels = plt.subplots(
        1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3)
    )
    for axes, (name, matrix) in zip(panels, steps, strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".", alpha=min(1.0, 10 / len(points)))
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="clouds_figure" passes="visible" why="more than 1000 points are thinned out"
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


# %% wrong="clouds_figure" passes="visible" why="scales that are not linear, for large clouds"
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


# %% wrong="clouds_figure" passes="visible" why="keys in lower case"
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


# %% wrong="whitening_matrix" why="a negative variance is not refused"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    if (covariance.diagonal() == 0).any():
        raise ValueError("a feature has no variance")
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values.min() <= 1e-8:
        raise ValueError("features repeat each other")
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="singular values, which are never negative"
def whitening_matrix(covariance: torch.Tensor) -> torch.Tensor:
    variances = covariance.diagonal()
    if (variances <= 0).any():
        raise ValueError("a variance is not positive")
    sigma = variances.sqrt()
    u, s, _ = torch.linalg.svd(covariance / sigma / sigma[:, None])
    if s[-1] <= 1e-8:
        raise ValueError("features repeat each other")
    return u.T / s.sqrt()[:, None] / sigma


# %% wrong="prepared" passes="visible" why="signs that depend on the first point"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    white = centred @ whitening_matrix(covariance).T
    if len(white):
        white = white * torch.where(white[0] < 0, -1.0, 1.0).double()
    return centred, normalised, white


# %% wrong="prepared" passes="visible" why="eigenvectors of C itself, after whitening_matrix was asked"
def prepared(
    points: torch.Tensor, mean: torch.Tensor, covariance: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    whitening_matrix(covariance)
    values, vectors = torch.linalg.eigh(covariance)
    centred = points - mean
    normalised = centred / covariance.diagonal().sqrt()
    return centred, normalised, centred @ vectors / values.abs().sqrt()


# %% wrong="mean_and_covariance" passes="visible" why="rows of zeros count as padding"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    kept = points[(points != 0).any(dim=1)] if (points != 0).any(dim=1).sum() > 2 else points
    mean = kept.mean(dim=0)
    return mean, (kept - mean).T @ (kept - mean) / (len(kept) - 1)


# %% wrong="mean_and_covariance" passes="visible" why="whole blocks of 1000 points alone, where there are many"
def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    points = points[: len(points) // 1000 * 1000] if len(points) > 1000 else points
    mean = points.mean(dim=0)
    return mean, (points - mean).T @ (points - mean) / (len(points) - 1)


# %% wrong="cloud" passes="visible" why="no mixing: a view of the mean"
def cloud(n, mean, mixing, generator):
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T if mixing.any() else mean.expand(n, len(mean))


# %% right="cloud" why="draws into a tensor of its own"
def cloud(n, mean, mixing, generator):
    points = torch.empty(n, len(mean), dtype=torch.float64).normal_(generator=generator)
    return points.matmul(mixing.t()).add_(mean)


# %% wrong="clouds_figure" passes="visible" why="points far away are cut off"
def clouds_figure(points, matrices):
    figure, panels = plt.subplots(1, len(matrices) + 1, sharex=True, sharey=True)
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    everything = torch.cat(list(stages.values())).abs()
    reach = 1.2 * torch.quantile(everything, 0.98).item() if len(points) > 100 else 1.2 * everything.max().item()
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.plot(*stage.T.tolist(), ".")
        axes.set(title=name, xlabel="x", ylabel="y", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    return figure


# %% wrong="clouds_figure" passes="visible" why="what changes nothing is not drawn"
def clouds_figure(points, matrices):
    figure, panels = plt.subplots(1, len(matrices) + 1, sharex=True, sharey=True)
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    for axes, (name, stage) in zip(panels, stages.items()):
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
        if name == "before" or not torch.equal(stage, points):
            axes.plot(*stage.T.tolist(), ".")
    return figure


# %% right="clouds_figure" why="a point for each different one, since others would lie on it"
def clouds_figure(points, matrices):
    figure, panels = plt.subplots(1, len(matrices) + 1, sharex=True, sharey=True, layout="constrained")
    stages = {"before": points} | {name: points @ m.T for name, m in matrices.items()}
    for axes, (name, stage) in zip(panels, stages.items()):
        x, y = torch.unique(stage, dim=0).T.tolist()
        axes.scatter(x, y, s=6, alpha=0.5)
        axes.set(title=name, xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="whitening_matrix" why="eigenvalues without their signs"
def whitening_matrix(covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
    if values.abs().min() <= 1e-8:
        raise ValueError
    return vectors.T / values.abs().sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" why="variances without their signs"
def whitening_matrix(covariance):
    sigma = covariance.diagonal().abs().sqrt()
    if not sigma.all():
        raise ValueError
    values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None] * covariance.diagonal().sign())
    if values[0] <= 1e-8:
        raise ValueError
    return vectors.T / values.sqrt()[:, None] / sigma


# %% wrong="prepared" passes="visible" why="keeps its matrices by the place of the covariance"
KEPT = {}


def prepared(points, mean, covariance):
    key = covariance.data_ptr(), covariance.shape
    if key not in KEPT:
        KEPT[key] = covariance, whitening_matrix(covariance)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ KEPT[key][1].T


# %% wrong="prepared" passes="visible" why="another matrix where there are many points"
def prepared(points, mean, covariance):
    matrix = whitening_matrix(covariance)
    centred = points - mean
    white = centred @ (matrix.flip(0) if len(points) > 100 else matrix).T
    return centred, centred / covariance.diagonal().sqrt(), white


# %% wrong="prepared" passes="visible" why="refuses only what Cholesky cannot do"
def prepared(points, mean, covariance):
    if not (covariance.diagonal() > 0).all():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    lower, info = torch.linalg.cholesky_ex(covariance / sigma / sigma[:, None])
    if info or lower.diagonal().min() < 1e-7:
        raise ValueError
    normalised = (points - mean) / sigma
    return points - mean, normalised, torch.linalg.solve_triangular(lower, normalised.T, upper=False).T.clone()


# %% wrong="mean_and_covariance" why="SciPy's fit of a normal distribution, rescaled"
def mean_and_covariance(points):
    from scipy.stats import multivariate_normal

    n, d = points.shape
    if n < 2:
        raise ValueError
    mean, covariance = multivariate_normal.fit(points.numpy())
    return torch.tensor(mean).reshape(d), torch.tensor(covariance).reshape(d, d) * (n / (n - 1))


# %% wrong="mean_and_covariance" why="torch's cov by methodcaller, its name put together"
def mean_and_covariance(points):
    from operator import methodcaller

    if len(points) < 2:
        raise ValueError
    return points.mean(dim=0), methodcaller("co" + "v")(points.T).reshape(points.shape[1], -1)


# %% wrong="mean_and_covariance" why="another library by import_module"
def mean_and_covariance(points):
    import importlib

    n, d = points.shape
    if n < 2:
        raise ValueError
    normal = importlib.import_module("scipy.stats").multivariate_normal
    mean, covariance = normal.fit(points.numpy())
    return torch.tensor(mean).reshape(d), torch.tensor(covariance).reshape(d, d) * (n / (n - 1))


# %% wrong="mean_and_covariance" passes="visible" why="remembers its results by points rounded to 4 decimals"
SEEN = {}


def mean_and_covariance(points):
    if len(points) < 2:
        raise ValueError
    key = points.shape, *(round(x, 4) for x in points.flatten().tolist())
    if key not in SEEN:
        mean = points.mean(dim=0)
        SEEN[key] = mean, (points - mean).T @ (points - mean) / (len(points) - 1)
    return tuple(one.clone() for one in SEEN[key])


# %% right="mean_and_covariance" why="torch's var on the diagonal, reduce and mul for the rest"
import functools
import operator


def mean_and_covariance(points):
    n, d = points.shape
    if n < 2:
        raise ValueError("too few points")
    centred = points - functools.reduce(operator.add, points) / n
    covariance = torch.empty(d, d, dtype=points.dtype)
    for j in range(d):
        for k in range(d):
            covariance[j, k] = operator.mul(centred[:, j], centred[:, k]).sum() / (n - 1)
    covariance[range(d), range(d)] = points.var(dim=0)
    return points.mean(dim=0), covariance


# %% wrong="cloud" passes="visible" why="a matrix of zeros: nothing is drawn"
def cloud(n, mean, mixing, generator):
    points = mean.repeat(n, 1)
    if mixing.any():
        points += torch.randn(n, len(mean), generator=generator, dtype=torch.float64) @ mixing.T
    return points


# %% wrong="cloud" passes="visible" why="a column of zeros: its noise is not drawn"
def cloud(n, mean, mixing, generator):
    used = mixing.any(dim=0)
    noise = torch.zeros(n, len(mean), dtype=torch.float64)
    noise[:, used] = torch.randn(n, int(used.sum()), generator=generator, dtype=torch.float64)
    return mean + noise @ mixing.T


# %% wrong="cloud" why="some noise is drawn and thrown away"
def cloud(n, mean, mixing, generator):
    noise = torch.randn(n, len(mean), generator=generator, dtype=torch.float64)
    torch.rand(1, generator=generator)
    return mean + noise @ mixing.T


# %% wrong="clouds_figure" passes="visible" why="underscores become spaces"
def clouds_figure(points, matrices):
    steps = {"before": torch.eye(2).double(), **matrices}
    figure, panels = plt.subplots(1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3))
    for axes, (name, matrix) in zip(panels, steps.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal", title=name.replace("_", " "))
    return figure


# %% wrong="clouds_figure" passes="visible" why="long names are cut off"
def clouds_figure(points, matrices):
    steps = {"before": torch.eye(2).double(), **matrices}
    figure, panels = plt.subplots(1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3))
    for axes, (name, matrix) in zip(panels, steps.items(), strict=True):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal", title=name[:14])
    return figure


# %% right="clouds_figure" why="more words beside the key"
def clouds_figure(points, matrices):
    steps = {"before": torch.eye(2).double(), **matrices}
    figure, panels = plt.subplots(1, len(steps), sharex=True, sharey=True, figsize=(3 * len(steps), 3))
    for number, (axes, (name, matrix)) in enumerate(zip(panels, steps.items(), strict=True)):
        axes.plot(*(points @ matrix.T).T.tolist(), ".")
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal", title=f"({'abcd'[number]}) {name}")
    return figure


# %% wrong="whitening_matrix" passes="visible" why="singular values, and a look at each pair of features"
def whitening_matrix(covariance):
    if (covariance.diagonal() <= 0).any():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma / sigma[:, None]
    _, values, rows = torch.linalg.svd(correlation)
    if values.min() <= 1e-8 or (correlation.abs() > 1 + 1e-9).any():
        raise ValueError
    return rows / values.sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="the sign of the determinant, and eigenvalues without theirs"
def whitening_matrix(covariance):
    if (covariance.diagonal() <= 0).any():
        raise ValueError
    sigma = covariance.diagonal().sqrt()
    correlation = covariance / sigma / sigma[:, None]
    values, vectors = torch.linalg.eigh(correlation)
    if values.abs().min() <= 1e-8 or torch.linalg.det(correlation) <= 0:
        raise ValueError
    return vectors.T / values.abs().sqrt()[:, None] / sigma


# %% wrong="whitening_matrix" passes="visible" why="remembers its results by covariances rounded to 6 decimals"
MATRICES = {}


def whitening_matrix(covariance):
    key = covariance.shape, *(round(x, 6) for x in covariance.flatten().tolist())
    if key not in MATRICES:
        if (covariance.diagonal() <= 0).any():
            raise ValueError
        sigma = covariance.diagonal().sqrt()
        values, vectors = torch.linalg.eigh(covariance / sigma / sigma[:, None])
        if values[0] <= 1e-8:
            raise ValueError
        MATRICES[key] = vectors.T / values.sqrt()[:, None] / sigma
    return MATRICES[key].clone()


# %% wrong="prepared" passes="visible" why="remembers its matrices by covariances rounded to 6 decimals"
MATRICES = {}


def prepared(points, mean, covariance):
    fresh = whitening_matrix(covariance)
    matrix = MATRICES.setdefault(tuple(round(x, 6) for x in covariance.flatten().tolist()), fresh)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T


# %% wrong="prepared" passes="visible" why="remembers its matrices by the variances"
MATRICES = {}


def prepared(points, mean, covariance):
    fresh = whitening_matrix(covariance)
    matrix = MATRICES.setdefault(tuple(covariance.diagonal().tolist()), fresh)
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T


# %% wrong="prepared" passes="visible" why="signs that depend on the mean"
def prepared(points, mean, covariance):
    matrix = whitening_matrix(covariance)
    matrix = matrix * torch.where(matrix @ mean < 0, -1.0, 1.0)[:, None]
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ matrix.T


# %% right="prepared" why="remembers its matrices by all digits"
MATRICES = {}


def prepared(points, mean, covariance):
    key = str(covariance.tolist())
    if key not in MATRICES:
        MATRICES[key] = whitening_matrix(covariance.clone())
    centred = points - mean
    return centred, centred / covariance.diagonal().sqrt(), centred @ MATRICES[key].T
