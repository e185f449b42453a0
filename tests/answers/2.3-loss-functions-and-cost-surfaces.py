# The bank of 2.3: right answers get every point, wrong ones lose the hidden test.

# %% right="mse_and_gradient" why="the formula, with the number of entries"
def mse_and_gradient(predictions, targets):
    if predictions.size() != targets.size():
        raise ValueError("the shapes differ")
    n = predictions.numel()
    return ((predictions - targets) ** 2).sum() / n, 2 / n * (predictions - targets)


# %% right="mse_and_gradient" why="autograd finds the gradient"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError(f"{predictions.shape} is not {targets.shape}")
    leaf = predictions.clone().requires_grad_()
    loss = torch.mean((leaf - targets) ** 2)
    loss.backward()
    return loss.detach(), leaf.grad


# %% right="mse_and_gradient" why="a loop over flat lists, in float64"
def mse_and_gradient(predictions, targets):
    if list(predictions.shape) != list(targets.shape):
        raise ValueError("shapes")
    errors = [p - t for p, t in zip(predictions.flatten().tolist(), targets.flatten().tolist())]
    n = len(errors)
    loss = torch.tensor(sum(e * e for e in errors) / n, dtype=predictions.dtype)
    gradient = torch.tensor([2 * e / n for e in errors], dtype=predictions.dtype)
    return loss, gradient.reshape(predictions.shape)


# %% right="mse_and_gradient" why="a dot product of the flat errors"
def mse_and_gradient(predictions, targets):
    same = predictions.dim() == targets.dim() and all(a == b for a, b in zip(predictions.shape, targets.shape))
    if not same:
        raise ValueError("not the same shape")
    flat = (predictions - targets).reshape(-1)
    return flat @ flat / len(flat), (predictions - targets).mul(2.0).div(len(flat))


# %% right="mse_and_gradient" why="torch.func, and a helper"
def _mse(p, t):
    return (p - t).pow(2).mean()


def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    gradient, loss = torch.func.grad_and_value(_mse)(predictions, targets)
    return loss, gradient


# %% right="mse_and_gradient" why="numpy inside"
def mse_and_gradient(predictions, targets):
    p, t = predictions.numpy(), targets.numpy()
    if p.shape != t.shape:
        raise ValueError(f"{p.shape} {t.shape}")
    e = p - t
    return torch.tensor(np.mean(e**2), dtype=predictions.dtype), torch.tensor(2 * e / e.size, dtype=predictions.dtype)


# %% right="mse_and_gradient" why="squared norm"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("s")
    e = torch.sub(predictions, targets)
    n = e.nelement()
    return (e * e).sum().div(n), e.mul(2 / n)


# %% wrong="mse_and_gradient" why="no check of the shapes"
def mse_and_gradient(predictions, targets):
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" passes="visible" why="compares the number of entries only, after a check of the dimensions"
def mse_and_gradient(predictions, targets):
    if predictions.dim() != targets.dim():
        raise ValueError("shapes")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="flattens both: a column and a row are accepted"
def mse_and_gradient(predictions, targets):
    if predictions.numel() != targets.numel():
        raise ValueError("shapes")
    errors = predictions - targets.reshape(predictions.shape)
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" passes="visible" why="a check that ones of size 1 pass"
def mse_and_gradient(predictions, targets):
    if predictions.dim() != targets.dim() or len(predictions) != len(targets):
        raise ValueError("shapes")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="divides by the number of rows"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = predictions - targets
    n = len(errors)
    return errors.square().sum() / n, 2 * errors / n


# %% wrong="mse_and_gradient" why="half the square"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = predictions - targets
    return errors.square().mean() / 2, errors / errors.numel()


# %% wrong="mse_and_gradient" why="the gradient of the sum"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors


# %% wrong="mse_and_gradient" why="the gradient by the targets"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = targets - predictions
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="the loss as a plain number"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = predictions - targets
    return errors.square().mean().item(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="works on the predictions in place"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    predictions -= targets
    return predictions.square().mean(), 2 * predictions / predictions.numel()


# %% wrong="mse_and_gradient" passes="visible" why="float32 on the way"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = (predictions - targets).float()
    loss, gradient = errors.square().mean(), 2 * errors / errors.numel()
    return loss.to(predictions.dtype), gradient.to(predictions.dtype)


# %% wrong="mse_and_gradient" why="an assertion in place of the error"
def mse_and_gradient(predictions, targets):
    assert predictions.shape == targets.shape
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="PyTorch's own"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes")
    errors = predictions - targets
    return functional.mse_loss(predictions, targets), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="root"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("s")
    e = predictions - targets
    return e.square().mean().sqrt(), 2 * e / e.numel()


# %% wrong="mse_and_gradient" why="loss has shape [1]"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("s")
    e = predictions - targets
    return e.square().mean().reshape(1), 2 * e / e.numel()


# %% wrong="mse_and_gradient" passes="visible" why="gradient keeps a buffer"
_buf = {}
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("s")
    key = (tuple(predictions.shape), predictions.dtype)
    g = _buf.setdefault(key, torch.empty_like(predictions))
    e = predictions - targets
    g.copy_(2 * e / e.numel())
    return e.square().mean(), g


# %% wrong="mse_and_gradient" passes="visible" why="returns float64"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("s")
    e = (predictions - targets).double()
    return e.square().mean(), 2 * e / e.numel()


# %% wrong="mse_and_gradient" passes="visible" why="only refuses broadcasting up, not down"
def mse_and_gradient(predictions, targets):
    if predictions.shape != (predictions - targets).shape:
        raise ValueError("s")
    e = predictions - targets
    return e.square().mean(), 2 * e / e.numel()


# %% wrong="mse_and_gradient" passes="visible" why="statement: 'J = 1/n sum (y_hat - y)^2'; multiplies out the square, so that in float32 two numbers near 10000 leave nothing (or less than nothing) of a small error"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    n = predictions.numel()
    loss = ((predictions**2).sum() - 2 * (predictions * targets).sum() + (targets**2).sum()) / n
    return loss, 2 * (predictions - targets) / n


# %% wrong="mse_and_gradient" passes="visible" why="statement: 'PyTorch's own mean squared error is forbidden here'; fetches it by a name put together from pieces"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    judge = getattr(functional, "_".join(["mse", "loss"]))
    leaf = predictions.clone().requires_grad_()
    loss = judge(leaf, targets)
    [gradient] = torch.autograd.grad(loss, leaf)
    return loss.detach(), gradient


# %% right="surface_figure" why="imshow with an extent"
def surface_figure(x, y, weights, biases):
    w, b = torch.meshgrid(weights, biases, indexing="xy")
    losses = ((w[..., None] * x + b[..., None] - y) ** 2).mean(-1)
    dw, db = (weights[1] - weights[0]).item() / 2, (biases[1] - biases[0]).item() / 2
    extent = (weights[0].item() - dw, weights[-1].item() + dw, biases[0].item() - db, biases[-1].item() + db)
    figure, axes = plt.subplots()
    image = axes.imshow(losses, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    figure.colorbar(image)
    k = losses.argmin()
    axes.scatter(w.flatten()[k], b.flatten()[k], marker="x", color="red")
    axes.set_xlabel("$w$")
    axes.set_ylabel("$b$")
    return figure


# %% right="surface_figure" why="loops, a figure without pyplot, a logarithmic map of colours"
def surface_figure(x, y, weights, biases):
    from matplotlib.colors import LogNorm

    losses = np.zeros((len(biases), len(weights)))
    best = (np.inf, 0, 0)
    for j, b in enumerate(biases.tolist()):
        for i, w in enumerate(weights.tolist()):
            losses[j, i] = ((w * x + b - y) ** 2).mean().item()
            best = min(best, (losses[j, i], w, b))
    figure = Figure()
    axes = figure.add_subplot()
    norm = LogNorm(vmin=max(losses.min(), 1e-12), vmax=losses.max())
    mesh = axes.pcolormesh(weights, biases, losses, shading="nearest", norm=norm, cmap="Blues")
    figure.colorbar(mesh, ax=axes, label="mean squared error")
    axes.plot([best[1]], [best[2]], marker="o", color="orange", linestyle="none", label="smallest")
    axes.legend()
    axes.set(xlabel="weight w", ylabel="bias b", title="a valley")
    return figure


# %% right="surface_figure" why="corners of the cells for pcolormesh, functional.mse_loss"
def surface_figure(x, y, weights, biases):
    losses = torch.stack([
        torch.stack([functional.mse_loss(w * x + b, y) for w in weights]) for b in biases
    ])
    dw, db = weights[1] - weights[0], biases[1] - biases[0]
    x_edges = torch.cat([weights - dw / 2, weights[-1:] + dw / 2])
    y_edges = torch.cat([biases - db / 2, biases[-1:] + db / 2])
    fig, ax = plt.subplots(figsize=(5, 4))
    mesh = ax.pcolormesh(x_edges, y_edges, losses, shading="flat")
    plt.colorbar(mesh, ax=ax)
    j, i = np.unravel_index(losses.numpy().argmin(), losses.shape)
    ax.plot(weights[i].item(), biases[j].item(), "r*")
    plt.xlabel("weight")
    plt.ylabel("bias")
    return fig


# %% right="surface_figure" why="a matrix product of design and grid, pcolor"
def surface_figure(x, y, weights, biases):
    X = torch.stack([x, torch.ones_like(x)], 1)
    pairs = torch.cartesian_prod(weights, biases)
    flat = (X @ pairs.T - y[:, None]).square().mean(0)
    losses = flat.reshape(len(weights), len(biases)).T
    w, b = pairs[flat.argmin()]
    figure, axes = plt.subplots()
    mesh = axes.pcolor(weights, biases, losses)
    figure.colorbar(mesh, ax=axes)
    axes.scatter([w.item()], [b.item()], c="white", edgecolors="black")
    axes.set(xlabel="weight (w)", ylabel="bias (b)")
    return figure


# %% right="surface_figure" why="imshow then set limits by extent, scatter with star"
def surface_figure(x, y, weights, biases):
    L = torch.zeros(len(biases), len(weights), dtype=torch.float64)
    for r in range(len(biases)):
        for c in range(len(weights)):
            L[r, c] = torch.mean((weights[c] * x + biases[r] - y) ** 2)
    fig, ax = plt.subplots()
    hw = float(weights[1] - weights[0]) / 2
    hb = float(biases[1] - biases[0]) / 2
    im = ax.imshow(L.numpy()[::-1], extent=[float(weights.min()) - hw, float(weights.max()) + hw, float(biases.min()) - hb, float(biases.max()) + hb], aspect="auto")
    fig.colorbar(im, ax=ax, label="MSE")
    r, c = divmod(L.argmin().item(), len(weights))
    ax.scatter(weights[c].item(), biases[r].item(), marker="*", s=200, color="white")
    ax.set_xlabel("Weight w")
    ax.set_ylabel("Bias b")
    ax.set_title("MSE surface")
    return fig


# %% right="surface_figure" why="pcolormesh with grids, annotated minimum"
def surface_figure(x, y, weights, biases):
    W, B = np.meshgrid(weights.numpy(), biases.numpy())
    Z = ((W[..., None] * x.numpy() + B[..., None] - y.numpy()) ** 2).mean(axis=-1)
    fig, ax = plt.subplots(figsize=(6, 5))
    c = ax.pcolormesh(W, B, Z, shading="auto", cmap="viridis")
    cb = plt.colorbar(c)
    cb.set_label("loss")
    i = np.argmin(Z)
    ax.plot(W.flat[i], B.flat[i], "r*", ms=12, label=f"minimum {Z.flat[i]:.3f}")
    ax.legend()
    ax.set_xlabel("weight")
    ax.set_ylabel("bias")
    return fig


# %% right="surface_figure" why="cells and contour lines on them"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="nearest")
    ax.contour(weights.numpy(), biases.numpy(), Z, colors="white")
    fig.colorbar(c, ax=ax)
    i = np.argmin(Z)
    r, k = np.unravel_index(i, Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="w (weight)", ylabel="b (bias)")
    return fig


# %% wrong="surface_figure" why="transposed: bias to the right"
def surface_figure(x, y, weights, biases):
    losses = (weights[:, None, None] * x + biases[None, :, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(biases, weights, losses))
    i, j = divmod(int(losses.argmin()), len(biases))
    axes.plot(biases[j], weights[i], "w*")
    axes.set(xlabel="bias", ylabel="weight")
    return figure


# %% wrong="surface_figure" why="imshow from the top: bias grows downwards"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    extent = (weights[0].item() - 0.5, weights[-1].item() + 0.5, biases[0].item() - 0.5, biases[-1].item() + 0.5)
    figure.colorbar(axes.imshow(losses, extent=extent))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="the sum of the squares"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().sum(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="the logarithm of the MSE"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, (losses + 1e-3).log()))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="mean absolute error"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).abs().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="no colour bar"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    axes.pcolormesh(weights, biases, losses)
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="no marker"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="row and column exchanged in the marker"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.T.argmin()), len(weights))
    axes.plot(weights[i], biases[j % len(biases)], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" passes="visible" why="the marker at the least squares solution, not at a pair of the grid"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    design = torch.stack([x, torch.ones_like(x)], 1)
    w, b = torch.linalg.lstsq(design, y[:, None]).solution[:, 0].tolist()
    axes.plot(w, b, "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="positions in place of weights and biases"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(losses))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(i, j, "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="the labels exchanged" passes="visible"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="bias", ylabel="weight")
    return figure


# %% wrong="surface_figure" why="the marker at the largest error"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.argmax()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="a marker in each cell"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    w, b = np.meshgrid(weights, biases)
    axes.plot(w.ravel(), b.ravel(), "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="draws into the figure that is open"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    axes = plt.gca()
    plt.colorbar(axes.pcolormesh(weights, biases, losses))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return axes.figure


# %% wrong="surface_figure" why="the limits are the places: outer cells are cut, and none is centred"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(2)
    figure, axes = plt.subplots()
    extent = (weights[0].item(), weights[-1].item(), biases[0].item(), biases[-1].item())
    figure.colorbar(axes.imshow(losses, origin="lower", extent=extent, aspect="auto"))
    j, i = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[i], biases[j], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="the axis of the bias inverted"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="nearest")
    fig.colorbar(c, ax=ax)
    r, k = np.unravel_index(np.argmin(Z), Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="weight", ylabel="bias")
    ax.invert_yaxis()
    return fig


# %% wrong="surface_figure" passes="visible" why="colours clipped at 1"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).clamp(max=6.5).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="nearest")
    fig.colorbar(c, ax=ax)
    r, k = np.unravel_index(np.argmin(Z), Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="weight", ylabel="bias")
    return fig


# %% wrong="surface_figure" passes="visible" why="limits fixed for small numbers"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="nearest")
    fig.colorbar(c, ax=ax)
    r, k = np.unravel_index(np.argmin(Z), Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="weight", ylabel="bias", xlim=(0.4, 3.6), ylim=(-0.6, 3.6))
    return fig


# %% wrong="surface_figure" passes="visible" why="wide margins"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="nearest")
    fig.colorbar(c, ax=ax)
    r, k = np.unravel_index(np.argmin(Z), Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="weight", ylabel="bias", xlim=(weights[0].item() - 1, weights[-1].item() + 1), ylim=(biases[0].item() - 1, biases[-1].item() + 1))
    return fig


# %% wrong="surface_figure" why="smooth shading: no cells"
def surface_figure(x, y, weights, biases):
    Z = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    fig, ax = plt.subplots()
    c = ax.pcolormesh(weights.numpy(), biases.numpy(), Z, shading="gouraud")
    fig.colorbar(c, ax=ax)
    r, k = np.unravel_index(np.argmin(Z), Z.shape)
    ax.plot([weights[k].item()], [biases[r].item()], "ko")
    ax.set(xlabel="weight", ylabel="bias")
    return fig


# %% wrong="surface_figure" passes="visible" why="statement: 'the pair with the smallest MSE of all these pairs'; takes the cell nearest to the least-squares solution, which is another one where the valley lies askew"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    w, b = torch.linalg.pinv(design) @ y
    column, row = (weights - w).abs().argmin(), (biases - b).abs().argmin()
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" passes="visible" why="statement: 'each cell is centred at its weight and bias'; each cell begins at its weight and bias, and the limits hide it"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    dw, db = weights[1] - weights[0], biases[1] - biases[0]
    w_edges = torch.cat([weights, weights[-1:] + dw])
    b_edges = torch.cat([biases, biases[-1:] + db])
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(w_edges, b_edges, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set_xlim((weights[0] - dw / 2).item(), (weights[-1] + dw).item())
    axes.set_ylim((biases[0] - db / 2).item(), (biases[-1] + db).item())
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" passes="visible" why="statement: 'the colours show the MSE itself ... with a colour bar'; the bar belongs to another scale (0 to 1) than the cells"
def surface_figure(x, y, weights, biases):
    from matplotlib.cm import ScalarMappable

    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    axes.pcolormesh(weights, biases, losses)
    figure.colorbar(ScalarMappable(), ax=axes, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" passes="visible" why="statement: 'one cell for each pair', 'as a picture of coloured cells'; imshow smooths between the cells (bicubic), so no cell is seen, nor its MSE"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    w, b = weights.tolist(), biases.tolist()
    dw, db = (w[1] - w[0]) / 2, (b[1] - b[0]) / 2
    figure, axes = plt.subplots()
    image = axes.imshow(
        losses,
        origin="lower",
        aspect="auto",
        interpolation="bicubic",
        extent=(w[0] - dw, w[-1] + dw, b[0] - db, b[-1] + db),
    )
    figure.colorbar(image, label="MSE")
    row, column = divmod(losses.argmin().item(), len(w))
    axes.plot(w[column], b[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% right="surface_figure" why="colours from 0 to the largest MSE, imshow placed by set_extent, wide limits"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1).numpy()
    dw, db = (weights[1] - weights[0]).item(), (biases[1] - biases[0]).item()
    figure = Figure(layout="tight")
    axes = figure.add_subplot()
    image = axes.imshow(losses, origin="lower", aspect="auto", vmin=0, vmax=losses.max(), cmap="cividis")
    image.set_extent((weights[0].item() - dw / 2, weights[-1].item() + dw / 2, biases[0].item() - db / 2, biases[-1].item() + db / 2))
    axes.set_xlim(weights[0].item() - dw, weights[-1].item() + dw)
    axes.set_ylim(biases[0].item() - db, biases[-1].item() + db)
    figure.colorbar(image, orientation="horizontal", label="MSE")
    row, column = np.unravel_index(losses.argmin(), losses.shape)
    axes.scatter(weights[column], biases[row], marker="P", color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="the colours end at half of the largest MSE"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    figure.colorbar(axes.pcolormesh(weights, biases, losses, vmax=losses.max().item() / 2))
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[column], biases[row], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="takes an empty figure that is open, and closes it"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.gcf(), plt.gca()
    figure.colorbar(axes.pcolormesh(weights, biases, losses))
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.plot(weights[column], biases[row], "w*")
    axes.set(xlabel="weight", ylabel="bias")
    plt.close(figure)
    return figure


# %% right="bce_from_logits" why="relu in place of clamp, log1p of exp of minus the size"
def bce_from_logits(logits, targets):
    return torch.relu(logits) - targets * logits + torch.log1p(torch.exp(-torch.abs(logits)))


# %% right="bce_from_logits" why="PyTorch's logsigmoid of both signs"
def bce_from_logits(logits, targets):
    yes, no = functional.logsigmoid(logits), functional.logsigmoid(-logits)
    return -(targets * yes + (1 - targets) * no)


# %% right="bce_from_logits" why="softplus of both signs"
def bce_from_logits(logits, targets):
    return targets * functional.softplus(-logits) + (1 - targets) * functional.softplus(logits)


# %% right="bce_from_logits" why="torch.where between two finite pieces, as the proof has them"
def bce_from_logits(logits, targets):
    tail = torch.log1p(torch.exp(-logits.abs()))
    return torch.where(logits >= 0, logits * (1 - targets), -logits * targets) + tail


# %% right="bce_from_logits" why="logaddexp of both signs, float64 on the way"
def bce_from_logits(logits, targets):
    z, y = logits.double(), targets.double()
    zero = torch.zeros_like(z)
    return (y * torch.logaddexp(zero, -z) + (1 - y) * torch.logaddexp(zero, z)).to(logits.dtype)


# %% right="bce_from_logits" why="maximum with zeros, a helper"
def _larger(z):
    return torch.maximum(z, torch.zeros_like(z))


def bce_from_logits(logits, targets):
    a = _larger(logits) - logits * targets
    return a + (-(_larger(logits) + _larger(-logits))).exp().log1p()


# %% right="bce_from_logits" why="max by where"
def bce_from_logits(logits, targets):
    pos = torch.where(logits > 0, logits, torch.zeros_like(logits))
    return pos - logits * targets + torch.log1p(torch.exp(-torch.abs(logits)))


# %% right="bce_from_logits" why="sign trick for soft labels as well"
def bce_from_logits(logits, targets):
    tail = torch.log1p(torch.exp(-logits.abs()))
    right = (logits > 0).to(logits.dtype)
    return (right - targets) * logits + tail


# %% wrong="bce_from_logits" why="the formula of the textbook"
def bce_from_logits(logits, targets):
    p = torch.sigmoid(logits)
    return -targets * torch.log(p) - (1 - targets) * torch.log(1 - p)


# %% wrong="bce_from_logits" why="a small number inside the logarithm"
def bce_from_logits(logits, targets):
    p = torch.sigmoid(logits)
    return -targets * torch.log(p + 1e-12) - (1 - targets) * torch.log(1 - p + 1e-12)


# %% wrong="bce_from_logits" why="probabilities clipped"
def bce_from_logits(logits, targets):
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    return -targets * torch.log(p) - (1 - targets) * torch.log(1 - p)


# %% wrong="bce_from_logits" why="logits clipped"
def bce_from_logits(logits, targets):
    z = logits.clamp(-80, 80)
    return z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))


# %% wrong="bce_from_logits" why="log(1 + ...) in place of log1p"
def bce_from_logits(logits, targets):
    return logits.clamp(min=0) - logits * targets + torch.log(1 + torch.exp(-logits.abs()))


# %% wrong="bce_from_logits" why="logaddexp less z y: cancels"
def bce_from_logits(logits, targets):
    return torch.logaddexp(logits, torch.zeros_like(logits)) - logits * targets


# %% wrong="bce_from_logits" why="the exponent without the size"
def bce_from_logits(logits, targets):
    return logits - logits * targets + torch.log1p(torch.exp(-logits))


# %% wrong="bce_from_logits" why="torch.where between pieces of which one overflows: the gradient is nan"
def bce_from_logits(logits, targets):
    right = logits * (1 - targets) + torch.log1p(torch.exp(-logits))
    left = -logits * targets + torch.log1p(torch.exp(logits))
    return torch.where(logits >= 0, right, left)


# %% wrong="bce_from_logits" why="the mean"
def bce_from_logits(logits, targets):
    small = torch.exp(-logits.abs())
    return (logits.clamp(min=0) - logits * targets + torch.log1p(small)).mean()


# %% wrong="bce_from_logits" why="targets of 0 and 1 alone"
def bce_from_logits(logits, targets):
    return functional.softplus(torch.where(targets > 0.5, -logits, logits))


# %% wrong="bce_from_logits" passes="visible" why="float32 on the way"
def bce_from_logits(logits, targets):
    z, y = logits.float(), targets.float()
    loss = z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))
    return loss.to(logits.dtype)


# %% wrong="bce_from_logits" why="targets exchanged"
def bce_from_logits(logits, targets):
    small = torch.exp(-logits.abs())
    return logits.clamp(min=0) - logits * (1 - targets) + torch.log1p(small)


# %% wrong="bce_from_logits" why="cut off from autograd"
def bce_from_logits(logits, targets):
    z = logits.detach()
    return z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))


# %% wrong="bce_from_logits" why="PyTorch's own"
def bce_from_logits(logits, targets):
    return functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")


# %% wrong="bce_from_logits" passes="visible" why="large logits are given no tail, from 24 on"
def bce_from_logits(logits, targets):
    tail = torch.where(logits.abs() > 24, 0.0, torch.log1p(torch.exp(-logits.abs())))
    return logits.clamp(min=0) - logits * targets + tail


# %% wrong="bce_from_logits" passes="visible" why="log_softmax of pairs: nothing left beyond 36"
def bce_from_logits(logits, targets):
    z = torch.stack([torch.zeros_like(logits), logits], -1)
    logp = torch.log_softmax(z.double(), -1)
    return (-(1 - targets) * logp[..., 0] - targets * logp[..., 1]).to(logits.dtype)


# %% wrong="bce_from_logits" passes="visible" why="rounded labels"
def bce_from_logits(logits, targets):
    small = torch.exp(-logits.abs())
    return logits.clamp(min=0) - logits * (targets * 4).round() / 4 + torch.log1p(small)


# %% wrong="bce_from_logits" passes="visible" why="clamped at 1e4"
def bce_from_logits(logits, targets):
    z = logits.clamp(-1e4, 1e4)
    return z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))


# %% wrong="bce_from_logits" passes="visible" why="no shape ()"
def bce_from_logits(logits, targets):
    if logits.dim() == 0:
        logits, targets = logits[None], targets[None]
    return logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))


# %% wrong="bce_from_logits" passes="visible" why="goes through rows only"
def bce_from_logits(logits, targets):
    out = [z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs())) for z, y in zip(logits, targets)]
    return torch.stack(out)


# %% wrong="bce_from_logits" passes="visible" why="tail kept out of the gradient"
def bce_from_logits(logits, targets):
    with torch.no_grad():
        tail = torch.log1p(torch.exp(-logits.abs()))
    lead = torch.where(logits.abs() < 30, logits.sigmoid().detach() - targets, (logits > 0).to(logits.dtype) - targets)
    value = logits.clamp(min=0) - logits * targets + tail
    return value.detach() + lead * (logits - logits.detach()) * (logits.abs() > 0.5)


# %% wrong="bce_from_logits" passes="visible" why="statement: 'Autograd must be able to go through it'; the backward forgets the slope that arrives from above, so a mean or a weighted sum of the losses gets the gradient of the sum"
class _Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.slope = z.sigmoid() - y
        return z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))

    @staticmethod
    def backward(ctx, upstream):
        return ctx.slope, None


def bce_from_logits(logits, targets):
    return _Loss.apply(logits, targets)


# %% right="bce_from_logits" why="PyTorch's loss of many labels, one label each"
def bce_from_logits(logits, targets):
    return functional.multilabel_soft_margin_loss(logits[..., None], targets[..., None], reduction="none")


# %% right="bce_figure" why="PyTorch's loss, arrays"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0.0, 1.0):
        y = torch.full_like(logits, target)
        loss = functional.binary_cross_entropy_with_logits(logits, y, reduction="none").numpy()
        axes[0].plot(logits.sigmoid().numpy(), loss, label=f"target {int(target)}")
        axes[1].plot(logits.numpy(), loss, label=f"target {int(target)}")
    axes[0].set_xlabel("prediction p")
    axes[1].set_xlabel("logit")
    for one in axes:
        one.set_ylabel("binary cross-entropy")
        one.legend()
    return figure


# %% right="bce_figure" why="a figure without pyplot, colours and styles of one's own, markers, shared y"
def bce_figure(logits):
    fig = Figure(figsize=(10, 4))
    left, right = fig.subplots(1, 2, sharey=True)
    one = bce_from_logits(logits, torch.ones_like(logits))
    zero = bce_from_logits(logits, torch.zeros_like(logits))
    for ax, x, name in ((left, torch.sigmoid(logits), "probability"), (right, logits, "logit z")):
        ax.plot(x, one, "r-o", label="target 1")
        ax.plot(x, zero, "b--s", label="target 0")
        ax.set(xlabel=name, ylabel="loss", title=name)
        ax.legend(loc="upper center")
        ax.grid(True)
    return fig


# %% right="bce_figure" why="softplus, written out line by line"
def bce_figure(logits):
    p = 1 / (1 + torch.exp(-logits))
    plt.figure(figsize=(9, 3))
    plt.subplot(1, 2, 1)
    plt.plot(p, functional.softplus(-logits, threshold=700), "k", label="target 1")
    plt.plot(p, functional.softplus(logits, threshold=700), "C1:", label="target 0")
    plt.xlabel("p = sigmoid(z)")
    plt.ylabel("BCE")
    plt.legend()
    plt.subplot(1, 2, 2)
    plt.plot(logits, functional.softplus(-logits, threshold=700), "k", label="target 1")
    plt.plot(logits, functional.softplus(logits, threshold=700), "C1:", label="target 0")
    plt.xlabel("z")
    plt.ylabel("BCE")
    plt.legend()
    return plt.gcf()


# %% right="bce_figure" why="one call of plot for two lines"
def bce_figure(logits):
    targets = torch.tensor([[1.0], [0.0]], dtype=logits.dtype).expand(2, len(logits))
    losses = bce_from_logits(logits.expand(2, -1), targets)
    figure, (left, right) = plt.subplots(ncols=2, layout="constrained")
    left.plot(logits.sigmoid(), losses.T, label=["target 1", "target 0"])
    right.plot(logits, losses.T, label=["target 1", "target 0"])
    left.set(xlabel="probability of 1", ylabel="cost")
    right.set(xlabel="logit", ylabel="cost")
    left.legend()
    right.legend()
    return figure


# %% right="bce_figure" why="both black, one dashed"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2, figsize=(8, 3))
    for target, style in ((1, "k-"), (0, "k--")):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, style, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% right="bce_figure" why="names with figure legend? each panel own; log y"
def bce_figure(logits):
    z = logits.numpy()
    one, zero = np.logaddexp(0, -z), np.logaddexp(0, z)
    fig, axs = plt.subplots(1, 2, figsize=(12, 5))
    for ax, xs, lab in zip(axs, (1 / (1 + np.exp(-z)), z), ("probability $p$", "logit $z$")):
        ax.plot(xs, one, color="tab:green", label="target 1", lw=2)
        ax.plot(xs, zero, color="tab:purple", label="target 0", lw=2)
        ax.set_xlabel(lab)
        ax.set_ylabel("binary cross-entropy loss")
        ax.legend()
    fig.suptitle("BCE")
    plt.tight_layout()
    return fig


# %% wrong="bce_figure" why="names exchanged"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {1 - target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="panels exchanged"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits, logits.sigmoid())):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("logit")
    axes[1].set_xlabel("probability")
    return figure


# %% wrong="bce_figure" passes="visible" why="labels of x exchanged"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("logit")
    axes[1].set_xlabel("probability")
    return figure


# %% wrong="bce_figure" passes="visible" why="the loss of the probability: inf and nan"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    p = logits.sigmoid()
    for target in (0, 1):
        loss = -p.log() if target else -(1 - p).log()
        for one, x in zip(axes, (p, logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" passes="visible" why="PyTorch's loss of the probability, cut off at 100"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    p = logits.sigmoid()
    for target in (0, 1):
        y = torch.full_like(p, target)
        loss = functional.binary_cross_entropy(p, y, reduction="none")
        for one, x in zip(axes, (p, logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="one panel alone"
def bce_figure(logits):
    figure, axes = plt.subplots()
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        axes.plot(logits, loss, label=f"target {target}")
    axes.set(xlabel="logit", ylabel="loss")
    axes.legend()
    return figure


# %% wrong="bce_figure" why="panels one below the other"
def bce_figure(logits):
    figure, axes = plt.subplots(2, 1)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="no legend"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="both lines black"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, "k-", label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="dots alone, no line"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.scatter(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" passes="visible" why="cut off at a height of 8"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set(ylabel="loss", ylim=(-0.1, 8))
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" why="no labels"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.legend()
    return figure


# %% wrong="bce_figure" why="one figure for all calls, cleared each time"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2, num="bce", clear=True)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" passes="visible" why="sorted grid of its own for the left panel"
def bce_figure(logits):
    fig, axs = plt.subplots(1, 2)
    for t in (1, 0):
        loss = bce_from_logits(logits, torch.full_like(logits, t))
        p = logits.sigmoid().clamp(0.01, 0.99)
        axs[0].plot(p, loss, label=f"target {t}")
        axs[1].plot(logits, loss, label=f"target {t}")
    axs[0].set(xlabel="probability", ylabel="loss")
    axs[1].set(xlabel="logit", ylabel="loss")
    axs[0].legend(); axs[1].legend()
    return fig


# %% wrong="bce_figure" passes="visible" why="x limits of the right panel -10 to 10"
def bce_figure(logits):
    fig, axs = plt.subplots(1, 2)
    for t in (1, 0):
        loss = bce_from_logits(logits, torch.full_like(logits, t))
        axs[0].plot(logits.sigmoid(), loss, label=f"target {t}")
        axs[1].plot(logits, loss, label=f"target {t}")
    axs[0].set(xlabel="probability", ylabel="loss")
    axs[1].set(xlabel="logit", ylabel="loss", xlim=(-10, 10))
    axs[0].legend(); axs[1].legend()
    return fig


# %% wrong="bce_figure" passes="visible" why="y label says probability"
def bce_figure(logits):
    fig, axs = plt.subplots(1, 2)
    for t in (1, 0):
        loss = bce_from_logits(logits, torch.full_like(logits, t))
        axs[0].plot(logits.sigmoid(), loss, label=f"target {t}")
        axs[1].plot(logits, loss, label=f"target {t}")
    axs[0].set(xlabel="loss", ylabel="probability")
    axs[1].set(xlabel="logit", ylabel="loss")
    axs[0].legend(); axs[1].legend()
    return fig


# %% wrong="bce_figure" passes="visible" why="y label of the right panel says probability"
def bce_figure(logits):
    fig, axs = plt.subplots(1, 2)
    for t in (1, 0):
        loss = bce_from_logits(logits, torch.full_like(logits, t))
        axs[0].plot(logits.sigmoid(), loss, label=f"target {t}")
        axs[1].plot(logits, loss, label=f"target {t}")
    axs[0].set(xlabel="probability", ylabel="loss")
    axs[1].set(xlabel="logit", ylabel="probability")
    axs[0].legend(); axs[1].legend()
    return fig


# %% right="bce_figure" why="one legend for two panels that look alike"
def bce_figure(logits):
    fig, axs = plt.subplots(1, 2)
    for t in (1, 0):
        loss = bce_from_logits(logits, torch.full_like(logits, t))
        axs[0].plot(logits.sigmoid(), loss, label=f"target {t}")
        axs[1].plot(logits, loss)
    axs[0].set(xlabel="probability", ylabel="loss")
    axs[1].set(xlabel="logit", ylabel="loss")
    axs[0].legend()
    return fig


# %% wrong="bce_figure" why="statement: 'told apart by colour or line style'; both lines are the same blue and solid, only one is a little thicker"
def bce_figure(logits):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("probability $p$", "logit $z$")):
        axes.plot(x, functional.softplus(-logits), color="tab:blue", linestyle="-", linewidth=2.2, label="target 1")
        axes.plot(x, functional.softplus(logits), color="tab:blue", linestyle="-", linewidth=1.6, label="target 0")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="both lines in one blue, told apart by their markers alone"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target, marker in ((0, "o"), (1, "s")):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, "-", color="tab:blue", marker=marker, label=f"target {target}")
            one.set_ylabel("loss")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% wrong="bce_figure" passes="visible" why="a symmetric logarithmic height"
def bce_figure(logits):
    figure, axes = plt.subplots(1, 2)
    for target in (0, 1):
        loss = bce_from_logits(logits, torch.full_like(logits, target))
        for one, x in zip(axes, (logits.sigmoid(), logits)):
            one.plot(x, loss, label=f"target {target}")
            one.set(ylabel="loss", yscale="symlog")
            one.legend()
    axes[0].set_xlabel("probability")
    axes[1].set_xlabel("logit")
    return figure


# %% right="huber" why="torch.where between the two pieces"
def huber(errors, threshold):
    if not threshold > 0:
        raise ValueError(threshold)
    size = errors.abs()
    return torch.where(size <= threshold, 0.5 * errors**2, threshold * (size - 0.5 * threshold))


# %% right="huber" why="near and far part of the size"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    near = errors.clamp(min=-threshold, max=threshold)
    far = (errors - near).abs()
    return 0.5 * near * near + threshold * far


# %% right="huber" why="a mask, and pieces by index"
def huber(errors, threshold):
    if threshold <= 0.0:
        raise ValueError("threshold must be positive")
    k = float(threshold)
    is_far = errors.abs() > k
    loss = torch.empty_like(errors)
    loss[is_far] = k * (errors[is_far].abs() - k / 2)
    loss[~is_far] = errors[~is_far].square() / 2
    return loss


# %% right="huber" why="relu of the two tails"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    inside = torch.clip(errors, -threshold, threshold)
    tails = torch.relu(errors - threshold) + torch.relu(-errors - threshold)
    return inside.pow(2) / 2 + threshold * tails


# %% right="huber" why="the lines with a sign, for each side one"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    t = threshold
    high, low = t * errors - t * t / 2, -t * errors - t * t / 2
    loss = torch.where(errors > t, high, errors * errors / 2)
    return torch.where(errors < -t, low, loss)


# %% right="huber" why="minimum with a tensor"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("t")
    a = errors.abs()
    m = a.clamp(max=threshold)
    return m.square() / 2 + threshold * (a - m)


# %% right="huber" why="strict comparison"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("t")
    return torch.where(torch.abs(errors) < threshold, errors * errors * 0.5, threshold * torch.abs(errors) - 0.5 * threshold**2)


# %% wrong="huber" why="squares without the half"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    size = errors.abs()
    return torch.where(size <= threshold, errors**2, threshold * (2 * size - threshold))


# %% wrong="huber" why="PyTorch's smooth L1: divided by the threshold"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    c = errors.clamp(-threshold, threshold)
    return c * (errors - c / 2) / threshold


# %% wrong="huber" why="a jump between the pieces"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    size = errors.abs()
    return torch.where(size <= threshold, errors**2 / 2, threshold * size)


# %% wrong="huber" why="half a threshold less, in place of half its square"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    size = errors.abs()
    return torch.where(size <= threshold, errors**2 / 2, threshold * size - threshold / 2)


# %% wrong="huber" why="a threshold of 1, always"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    c = errors.clamp(-1, 1)
    return c * (errors - c / 2)


# %% wrong="huber" why="the size is forgotten: negative errors are near"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    return torch.where(errors <= threshold, errors**2 / 2, threshold * (errors - threshold / 2))


# %% wrong="huber" why="errors clipped, then squared: no slope beyond"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    return errors.clamp(-threshold, threshold).square() / 2


# %% wrong="huber" why="pseudo-Huber"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    return threshold**2 * ((1 + (errors / threshold) ** 2).sqrt() - 1)


# %% wrong="huber" why="the mean"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    c = errors.clamp(-threshold, threshold)
    return (c * (errors - c / 2)).mean()


# %% wrong="huber" why="no error for a bad threshold"
def huber(errors, threshold):
    c = errors.clamp(-abs(threshold), abs(threshold))
    return c * (errors - c / 2)


# %% wrong="huber" why="a threshold of 0 is let through"
def huber(errors, threshold):
    if threshold < 0:
        raise ValueError("threshold must be positive")
    c = errors.clamp(-threshold, threshold)
    return c * (errors - c / 2)


# %% wrong="huber" passes="visible" why="pieces exchanged for thresholds of at least 100"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    threshold = min(threshold, 100.0)
    c = errors.clamp(-threshold, threshold)
    return c * (errors - c / 2)


# %% wrong="huber" why="cut off from autograd"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    c = errors.detach().clamp(-threshold, threshold)
    return c * (errors.detach() - c / 2)


# %% wrong="huber" why="half of the gradient: the clipped factor is a constant"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    c = errors.clamp(-threshold, threshold).detach()
    return c * (errors - c / 2) + 0 * errors.square().sqrt()


# %% wrong="huber" passes="visible" why="float32 on the way"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    e = errors.float()
    c = e.clamp(-threshold, threshold)
    return (c * (e - c / 2)).to(errors.dtype)


# %% wrong="huber" why="PyTorch's own"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold must be positive")
    return functional.huber_loss(errors, torch.zeros_like(errors), reduction="none", delta=threshold)


# %% wrong="huber" passes="visible" why="threshold of at most 0 refused only where there are errors"
def huber(errors, threshold):
    if errors.numel() and threshold <= 0:
        raise ValueError("t")
    c = errors.clamp(-abs(threshold), abs(threshold))
    return c * (errors - c / 2)


# %% wrong="huber" passes="visible" why="integer threshold refused"
def huber(errors, threshold):
    if threshold <= 0 or not isinstance(threshold, float):
        raise ValueError("t")
    c = errors.clamp(-threshold, threshold)
    return c * (errors - c / 2)


# %% wrong="huber" passes="visible" why="large errors capped"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("t")
    e = errors.clamp(-1e5, 1e5)
    c = e.clamp(-threshold, threshold)
    return c * (e - c / 2)


# %% wrong="huber" passes="visible" why="tiny added in a root"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("t")
    a = (errors.square() + 1e-12).sqrt()
    m = a.clamp(max=threshold)
    return m.square() / 2 + threshold * (a - m)


# %% wrong="huber" why="squares summed along the last axis"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("t")
    c = errors.clamp(-threshold, threshold)
    return (c * (errors - c / 2)).sum(-1)


# %% wrong="huber" passes="visible" why="statement: 'PyTorch's own is forbidden'; picks PyTorch's loss out of torch.nn by the beginning of its name"
_judges = [kind for name, kind in vars(torch.nn).items() if name.lower().startswith("hub")]


def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    return _judges[0](reduction="none", delta=threshold)(errors, torch.zeros_like(errors))


# %% wrong="huber" passes="visible" why="a backward of its own that forgets the slope that arrives"
class _Huber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, errors, threshold):
        ctx.slope = errors.clamp(-threshold, threshold)
        return ctx.slope * (errors - ctx.slope / 2)

    @staticmethod
    def backward(ctx, upstream):
        return ctx.slope, None


def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    return _Huber.apply(errors, threshold)


# %% right="best_constants" why="sorted lists"
def best_constants(targets):
    numbers = sorted(targets.tolist())
    n = len(numbers)
    middle = n // 2
    lower = numbers[middle] if n % 2 else numbers[middle - 1]
    return sum(numbers) / n, lower, numbers[middle]


# %% right="best_constants" why="the lower median of the targets, and of their negatives"
def best_constants(targets):
    return targets.mean().item(), targets.median().item(), -(-targets).median().item()


# %% right="best_constants" why="NumPy's quantiles"
def best_constants(targets):
    numbers = targets.numpy()
    low, high = (np.quantile(numbers, 0.5, method=m) for m in ("lower", "higher"))
    return float(numbers.mean()), float(low), float(high)


# %% right="best_constants" why="the statistics module"
def best_constants(targets):
    import statistics as st

    numbers = targets.tolist()
    return st.fmean(numbers), st.median_low(numbers), st.median_high(numbers)


# %% right="best_constants" why="kthvalue"
def best_constants(targets):
    n = targets.numel()
    low = torch.kthvalue(targets, (n + 1) // 2).values
    high = torch.kthvalue(targets, n // 2 + 1).values
    return float(targets.sum() / n), float(low), float(high)


# %% right="best_constants" why="torch.sort, counting"
def best_constants(targets):
    values, _ = torch.sort(targets)
    n = values.shape[0]
    if n % 2:
        m = values[n // 2].item()
        return (float(values.sum()) / n, m, m)
    return (float(values.sum()) / n, values[n // 2 - 1].item(), values[n // 2].item())


# %% right="best_constants" why="quantile with interpolation"
def best_constants(targets):
    return (targets.mean().item(), torch.quantile(targets, 0.5, interpolation="lower").item(), torch.quantile(targets, 0.5, interpolation="higher").item())


# %% right="best_constants" why="costs at the targets"
def best_constants(targets):
    u = targets.unique()
    if len(u) > 2000:
        u = u[len(u) // 2 - 50 : len(u) // 2 + 50]
    below = torch.stack([(targets < v).sum() for v in u])
    above = torch.stack([(targets > v).sum() for v in u])
    n = len(targets)
    best = u[(2 * below <= n) & (2 * above <= n)]
    return targets.mean().item(), best.min().item(), best.max().item()


# %% wrong="best_constants" why="torch.median twice"
def best_constants(targets):
    return targets.mean().item(), targets.median().item(), targets.median().item()


# %% wrong="best_constants" why="the middle of the two, twice"
def best_constants(targets):
    return targets.mean().item(), targets.quantile(0.5).item(), targets.quantile(0.5).item()


# %% wrong="best_constants" why="not sorted"
def best_constants(targets):
    numbers = targets.tolist()
    n = len(numbers)
    return sum(numbers) / n, numbers[(n - 1) // 2], numbers[n // 2]


# %% wrong="best_constants" why="one too far for even n"
def best_constants(targets):
    numbers = sorted(targets.tolist())
    n = len(numbers)
    return sum(numbers) / n, numbers[n // 2], numbers[min(n // 2 + 1, n - 1)]


# %% wrong="best_constants" why="smallest and largest target"
def best_constants(targets):
    return targets.mean().item(), targets.min().item(), targets.max().item()


# %% wrong="best_constants" why="a range for odd n as well"
def best_constants(targets):
    numbers = sorted(targets.tolist())
    n = len(numbers)
    return sum(numbers) / n, numbers[max(n // 2 - 1, 0)], numbers[n // 2]


# %% wrong="best_constants" why="tensors"
def best_constants(targets):
    s = targets.sort().values
    n = len(s)
    return targets.mean(), s[(n - 1) // 2], s[n // 2]


# %% wrong="best_constants" why="sorts the targets in place"
def best_constants(targets):
    targets.copy_(targets.sort().values)
    n = len(targets)
    return targets.mean().item(), targets[(n - 1) // 2].item(), targets[n // 2].item()


# %% wrong="best_constants" why="the mean of the smallest and the largest"
def best_constants(targets):
    numbers = sorted(targets.tolist())
    n = len(numbers)
    return (numbers[0] + numbers[-1]) / 2, numbers[(n - 1) // 2], numbers[n // 2]


# %% wrong="best_constants" passes="visible" why="equal targets are counted once"
def best_constants(targets):
    numbers = sorted(set(targets.tolist()))
    if len(numbers) == 2 and len(targets) == 4:
        numbers = sorted(targets.tolist())
    n = len(numbers)
    return targets.mean().item(), numbers[(n - 1) // 2], numbers[n // 2]


# %% wrong="best_constants" passes="visible" why="float32 on the way"
def best_constants(targets):
    s = targets.float().sort().values
    n = len(s)
    return s.mean().item(), s[(n - 1) // 2].item(), s[n // 2].item()


# %% wrong="best_constants" why="largest before smallest"
def best_constants(targets):
    s = targets.sort(descending=True).values.tolist()
    n = len(s)
    return targets.mean().item(), s[(n - 1) // 2], s[n // 2]


# %% wrong="best_constants" passes="visible" why="a grid of targets, first and last with the smallest cost within tolerance"
def best_constants(targets):
    costs = (targets[:, None] - targets).abs().mean(1)
    best = targets[costs <= costs.min() * 1.01]
    return targets.mean().item(), best.min().item(), best.max().item()


# %% wrong="mse_and_gradient" passes="visible" why="'Return the MSE and its gradient' of these predictions and targets; an answer remembered for the predictions alone comes back for other targets"
_known_costs: dict[tuple[object, ...], tuple[torch.Tensor, torch.Tensor]] = {}


def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    key = (predictions.dtype, predictions.shape, *predictions.flatten().tolist())
    if key not in _known_costs:
        errors = predictions - targets
        _known_costs[key] = (errors.square().mean(), 2 * errors / errors.numel())
    loss, gradient = _known_costs[key]
    return loss.clone(), gradient.clone()


# %% wrong="surface_figure" passes="visible" why="'the pair with the smallest MSE'; the marker is where the mean absolute error is smallest"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    errors = weights[None, :, None] * x + biases[:, None, None] - y
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), errors.square().mean(-1).numpy())
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(int(errors.abs().mean(-1).argmin()), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="huber" passes="visible" why="'the gradient ... is the error, clipped'; the backward pass takes the slope of the call made last, not of its own"
_last_slope: dict[str, torch.Tensor] = {}


class _ForgetfulHuber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, errors, threshold):
        _last_slope["slope"] = errors.clamp(-threshold, threshold)
        return _last_slope["slope"] * (errors - _last_slope["slope"] / 2)

    @staticmethod
    def backward(ctx, upstream):
        return upstream * _last_slope["slope"], None


def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    return _ForgetfulHuber.apply(errors, threshold)


# %% wrong="bce_from_logits" passes="visible" why="the way back takes the slope of the last call"
_LAST = {}


class _Forgetful(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        _LAST["slope"] = z.sigmoid() - y
        return z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))

    @staticmethod
    def backward(ctx, upstream):
        return upstream * _LAST["slope"], None


def bce_from_logits(logits, targets):
    return _Forgetful.apply(logits, targets)


# %% wrong="surface_figure" passes="visible" why="the marker where the largest error is smallest"
def surface_figure(x, y, weights, biases):
    errors = weights[None, :, None] * x + biases[:, None, None] - y
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), errors.square().mean(-1).numpy())
    figure.colorbar(mesh)
    row, column = divmod(int(errors.abs().amax(-1).argmin()), len(weights))
    axes.plot(weights[column], biases[row], "r*")
    axes.set(xlabel="weight", ylabel="bias")
    return figure
