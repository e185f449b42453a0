# %% right="mse_and_gradient" why="plain Python loops over the flattened numbers, built up again in the dtype and shape asked for"
def mse_and_gradient(predictions, targets):
    if tuple(predictions.shape) != tuple(targets.shape):
        raise ValueError(f"{tuple(predictions.shape)} is not {tuple(targets.shape)}")
    ps, ts = predictions.reshape(-1).tolist(), targets.reshape(-1).tolist()
    n = len(ps)
    total = 0.0
    slopes = []
    for p, t in zip(ps, ts):
        total += (p - t) * (p - t)
        slopes.append(2.0 * (p - t) / n)
    loss = predictions.new_tensor(total / n)
    gradient = predictions.new_tensor(slopes).reshape(predictions.shape)
    return loss, gradient


# %% right="mse_and_gradient" why="lets autograd find the gradient on a leaf of its own"
def mse_and_gradient(predictions, targets):
    if predictions.size() != targets.size():
        raise ValueError("shapes differ")
    with torch.enable_grad():
        leaf = predictions.detach().clone().requires_grad_(True)
        loss = torch.mean((leaf - targets) ** 2)
        (slope,) = torch.autograd.grad(loss, leaf)
    return loss.detach(), slope


# %% right="mse_and_gradient" why="dot product of the flattened errors; the gradient in place on a fresh tensor"
def mse_and_gradient(predictions, targets):
    if list(predictions.shape) != list(targets.shape):
        raise ValueError("predictions and targets need one shape")
    errors = torch.sub(predictions, targets)
    flat = errors.flatten()
    n = errors.numel()
    loss = torch.dot(flat, flat).div(n)
    return loss, errors.mul_(2).div_(n)


# %% right="mse_and_gradient" why="torch.func.grad_and_value of a lambda"
def mse_and_gradient(predictions, targets):
    if predictions.shape == targets.shape:
        gradient, loss = torch.func.grad_and_value(lambda p: (p - targets).pow(2).sum() / p.numel())(predictions)
        return loss, gradient
    raise ValueError("broadcasting is refused")


# %% right="mse_and_gradient" why="a class that is a tuple (NamedTuple), NumPy for the sums"
from typing import NamedTuple


class Judged(NamedTuple):
    loss: torch.Tensor
    gradient: torch.Tensor


def mse_and_gradient(predictions, targets):
    if predictions.ndim != targets.ndim or any(a != b for a, b in zip(predictions.shape, targets.shape)):
        raise ValueError("the shapes are not equal")
    e = np.subtract(predictions.numpy(force=True), targets.numpy(force=True))
    loss = np.mean(np.square(e), dtype=np.float64)
    gradient = np.asarray(2 * e / e.size)
    return Judged(
        torch.tensor(float(loss), dtype=predictions.dtype, device=predictions.device),
        torch.tensor(gradient, dtype=predictions.dtype, device=predictions.device),
    )


# %% wrong="mse_and_gradient" why="statement: 'If the two shapes are not equal'; compares the sizes in sorted order, so (3, 1) against (1, 3) is broadcast to nine pairs"
def mse_and_gradient(predictions, targets):
    if sorted(predictions.shape) != sorted(targets.shape):
        raise ValueError("shapes differ")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="statement: 'also where broadcasting would accept them'; compares from the last axis on as far as the shorter shape goes, so (1, 3) or (4, 3) against (3,) is accepted"
def mse_and_gradient(predictions, targets):
    for a, b in zip(reversed(predictions.shape), reversed(targets.shape)):
        if a != b:
            raise ValueError("shapes differ")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="docstring: 'both in their dtype'; for float64 the loss goes through .item() and comes back as float32"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    errors = predictions - targets
    n = errors.numel()
    loss = torch.tensor((errors**2).sum().item() / n)
    return loss, errors * (2 / n)


# %% wrong="mse_and_gradient" why="statement: 'n counts all entries, whatever the shape'; counts rows times columns, so three axes are one too many"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    errors = predictions - targets
    if errors.dim() == 0:
        n = 1
    elif errors.dim() == 1:
        n = len(errors)
    else:
        n = errors.shape[0] * errors.shape[1]
    return errors.square().sum() / n, 2 / n * errors


# %% wrong="mse_and_gradient" why="docstring: 'any shape'; goes through the rows, and a single number of shape [] has none to go through"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    n = predictions.numel()
    total = torch.zeros((), dtype=predictions.dtype)
    for predicted, wanted in zip(predictions, targets):
        total += (predicted - wanted).square().sum()
    return total / n, 2 * (predictions - targets) / n


# %% wrong="mse_and_gradient" why="statement: 'Return ... its gradient'; makes the argument itself a leaf and returns its .grad, which the second call with the same tensor adds to (and the argument requires a gradient afterwards)"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    predictions.requires_grad_()
    loss = (predictions - targets).square().mean()
    loss.backward()
    return loss.detach(), predictions.grad


# %% wrong="mse_and_gradient" why="statement: 'Return the MSE and its gradient'; the gradient is a buffer kept for each shape and dtype, so the next call overwrites what the last one returned"
_slots = {}


def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    key = (tuple(predictions.shape), predictions.dtype)
    if key not in _slots:
        _slots[key] = torch.empty_like(predictions, memory_format=torch.contiguous_format)
    gradient = torch.sub(predictions, targets, out=_slots[key])
    loss = gradient.square().mean()
    gradient.mul_(2 / gradient.numel())
    return loss, gradient


# %% wrong="mse_and_gradient" why="statement: 'J = 1/n sum (y_hat - y)^2'; multiplies out the square, so that in float32 two numbers near 10000 leave nothing (or less than nothing) of a small error"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    n = predictions.numel()
    loss = ((predictions**2).sum() - 2 * (predictions * targets).sum() + (targets**2).sum()) / n
    return loss, 2 * (predictions - targets) / n


# %% wrong="mse_and_gradient" why="statement: 'PyTorch's own mean squared error is forbidden here'; fetches it by a name put together from pieces"
def mse_and_gradient(predictions, targets):
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    judge = getattr(functional, "_".join(["mse", "loss"]))
    leaf = predictions.clone().requires_grad_()
    loss = judge(leaf, targets)
    [gradient] = torch.autograd.grad(loss, leaf)
    return loss.detach(), gradient


# %% right="surface_figure" why="all predictions by broadcasting, pcolormesh, a star drawn with plot"
def surface_figure(x, y, weights, biases):
    errors = weights[None, :, None] * x + biases[:, None, None] - y
    losses = errors.square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% right="surface_figure" why="imshow from below with an extent of half a cell around, a dot drawn with scatter"
def surface_figure(x, y, weights, biases):
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    w, b = torch.meshgrid(weights, biases, indexing="xy")
    theta = torch.stack([w, b], dim=-1)
    table = ((theta @ design.T - y) ** 2).mean(-1).numpy()
    half_w = (weights[1] - weights[0]).item() / 2
    half_b = (biases[1] - biases[0]).item() / 2
    extent = (
        weights[0].item() - half_w,
        weights[-1].item() + half_w,
        biases[0].item() - half_b,
        biases[-1].item() + half_b,
    )
    fig, ax = plt.subplots(figsize=(5, 4))
    image = ax.imshow(table, origin="lower", extent=extent, aspect="auto", cmap="magma_r", interpolation="nearest")
    fig.colorbar(image, ax=ax).set_label("mean squared error")
    r, c = np.unravel_index(np.argmin(table), table.shape)
    ax.scatter([weights[c].item()], [biases[r].item()], marker="o", s=60, color="white", edgecolor="black")
    ax.grid(False)
    ax.set_xlabel("weight")
    ax.set_ylabel("bias")
    return fig


# %% right="surface_figure" why="loops, a Figure without pyplot, explicit edges of the cells, limits half a cell wider than needed"
def surface_figure(x, y, weights, biases):
    points = list(zip(x.tolist(), y.tolist()))
    ws, bs = weights.tolist(), biases.tolist()
    losses, best = [], (float("inf"), 0.0, 0.0)
    for b in bs:
        row = []
        for w in ws:
            loss = sum((w * xi + b - yi) ** 2 for xi, yi in points) / len(points)
            row.append(loss)
            if loss < best[0]:
                best = (loss, w, b)
        losses.append(row)

    def edges_of(centres):
        step = (centres[-1] - centres[0]) / (len(centres) - 1)
        return [centres[0] - step / 2] + [c + step / 2 for c in centres], step

    (w_edges, w_step), (b_edges, b_step) = edges_of(ws), edges_of(bs)
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.add_subplot()
    cells = axes.pcolormesh(w_edges, b_edges, np.array(losses), shading="flat", edgecolors="face")
    axes.plot([best[1]], [best[2]], marker="X", linestyle="none", color="orange", markeredgecolor="black", label="smallest")
    axes.set_xlim(w_edges[0] - w_step / 2, w_edges[-1] + w_step / 2)
    axes.set_ylim(b_edges[0] - b_step / 2, b_edges[-1] + b_step / 2)
    axes.set_xlabel("the weight w")
    axes.set_ylabel("the bias b")
    axes.legend(loc="upper right")
    bar = figure.colorbar(cells, ax=axes, orientation="horizontal")
    bar.set_label("MSE")
    return figure


# %% right="surface_figure" why="a class of its own; imshow from above with the rows turned over; colour bar on the left; title"
class Surface:
    def __init__(self, x, y):
        self.x, self.y = x.numpy(), y.numpy()

    def __call__(self, w, b):
        return float(np.mean((w * self.x + b - self.y) ** 2))


def surface_figure(x, y, weights, biases):
    surface = Surface(x, y)
    w, b = weights.numpy(), biases.numpy()
    heights = np.fromiter((surface(wi, bj) for bj in b for wi in w), dtype=float).reshape(len(b), len(w))
    lowest = np.argwhere(heights == heights.min())[0]
    dw, db = np.diff(w).mean() / 2, np.diff(b).mean() / 2
    figure = plt.figure()
    axes = figure.subplots()
    picture = axes.imshow(heights[::-1], extent=(w[0] - dw, w[-1] + dw, b[0] - db, b[-1] + db), aspect="auto")
    axes.scatter(w[lowest[1]], b[lowest[0]], marker="*", s=120, c="red")
    axes.set(title="cost surface", xlabel="weight $w$", ylabel="bias $b$")
    figure.colorbar(picture, ax=axes, location="left")
    return figure


# %% wrong="surface_figure" why="statement: 'the weight grows to the right, the bias grows upwards'; turns the table over only where its shape does not fit, so a square grid is drawn with weight and bias exchanged (and the marker right)"
def surface_figure(x, y, weights, biases):
    losses = (weights[:, None, None] * x + biases[None, :, None] - y).square().mean(dim=2)
    i, j = divmod(losses.argmin().item(), len(biases))
    if losses.shape != (len(biases), len(weights)):
        losses = losses.T
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    axes.plot(weights[i], biases[j], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'at the pair with the smallest MSE of all these pairs'; the star stands at the least-squares solution, which is in general no pair of the grid"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    w, b = (torch.linalg.pinv(design) @ y).tolist()
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    axes.plot([w], [b], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'the pair with the smallest MSE of all these pairs'; takes the cell nearest to the least-squares solution, which is another one where the valley lies askew"
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


# %% wrong="surface_figure" why="statement: 'the colours show the MSE itself'; losses above 10 are cut to 10 so that the valley stands out"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses.clamp(max=10.0))
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'each cell is centred at its weight and bias'; the extent of imshow uses the step of the weights for the biases as well"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    half = ((weights[1] - weights[0]) / 2).item()
    w, b = weights.tolist(), biases.tolist()
    figure, axes = plt.subplots()
    image = axes.imshow(
        losses, origin="lower", aspect="auto", extent=(w[0] - half, w[-1] + half, b[0] - half, b[-1] + half)
    )
    figure.colorbar(image, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'each cell is centred at its weight and bias'; each cell begins at its weight and bias, and the limits hide it"
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


# %% wrong="surface_figure" why="statement: 'at most one cell's width more on each side'; the margin is a quarter of the whole picture, which is many cells for a fine grid"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    axes.set_xlim(left - (right - left) / 4, right + (right - left) / 4)
    axes.set_ylim(low - (high - low) / 4, high + (high - low) / 4)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'both axes are labelled with what is drawn along them'; the two labels are exchanged"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="bias $b$", ylabel="weight $w$")
    return figure


# %% wrong="surface_figure" why="statement: 'a new one at each call'; one figure is made beside the function, and each call clears it and draws into it again"
_canvas = Figure(layout="constrained")


def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    _canvas.clear()
    axes = _canvas.add_subplot()
    mesh = axes.pcolormesh(weights, biases, losses)
    _canvas.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return _canvas


# %% wrong="surface_figure" why="statement: 'one marker, such as a star or a dot'; plot of a single point without a marker style draws nothing that can be seen"
def surface_figure(x, y, weights, biases):
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot([weights[column]], [biases[row]], color="red", linewidth=4, label="smallest MSE")
    axes.legend()
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'the colours show the MSE itself ... with a colour bar'; the bar belongs to another scale (0 to 1) than the cells"
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


# %% wrong="surface_figure" why="statement: 'one cell for each pair', 'as a picture of coloured cells'; imshow smooths between the cells (bicubic), so no cell is seen, nor its MSE"
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


# %% wrong="surface_figure" why="docstring: 'float64'; statement: 'the colours show the MSE itself'; computes in float32 ('half the memory'), so that for features near 100000 rounding picks the colours and the pair"
def surface_figure(x, y, weights, biases):
    x, y, w, b = (one.float() for one in (x, y, weights, biases))
    losses = (w[None, :, None] * x + b[:, None, None] - y).square().mean(dim=-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights, biases, losses)
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(losses.argmin().item(), len(weights))
    axes.plot(weights[column], biases[row], "*", color="red", markersize=14)
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% right="bce_from_logits" why="Lemma 5 as it stands, relu for the larger of z and 0"
def bce_from_logits(logits, targets):
    small = torch.exp(-logits.abs())
    return torch.relu(logits) - logits * targets + torch.log1p(small)


# %% right="bce_from_logits" why="weighted sum of two logsigmoids, no term of Lemma 5"
def bce_from_logits(logits, targets):
    log_p = functional.logsigmoid(logits)
    log_q = functional.logsigmoid(-logits)
    return -(targets * log_p) - (1 - targets) * log_q


# %% right="bce_from_logits" why="torch.logaddexp with a zero"
def bce_from_logits(logits, targets):
    zero = torch.zeros_like(logits)
    wrong_if_one = torch.logaddexp(zero, -logits)
    wrong_if_zero = torch.logaddexp(zero, logits)
    return targets * wrong_if_one + (1 - targets) * wrong_if_zero


# %% right="bce_from_logits" why="an autograd.Function with the slope of Lemma 5 in its backward, right at 0 too"
class _Entropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.save_for_backward(z, y)
        return z.clamp_min(0) - z * y + (-z.abs()).exp().log1p()

    @staticmethod
    def backward(ctx, upstream):
        z, y = ctx.saved_tensors
        return upstream * (z.sigmoid() - y), None


def bce_from_logits(logits, targets):
    return _Entropy.apply(logits, targets)


# %% right="bce_from_logits" why="entry by entry with a branch on the sign, stacked again"
def bce_from_logits(logits, targets):
    def one(z, y):
        if z >= 0:
            return (1 - y) * z + torch.log1p(torch.exp(-z))
        return -y * z + torch.log1p(torch.exp(z))

    losses = [one(z, y) for z, y in zip(logits.reshape(-1), targets.reshape(-1))]
    if not losses:
        return logits * targets
    return torch.stack(losses).reshape(logits.shape)


# %% right="bce_from_logits" why="two masked halves with safe inputs for each branch of torch.where"
def bce_from_logits(logits, targets):
    is_up = logits > 0
    up = torch.where(is_up, logits, torch.zeros_like(logits))
    down = torch.where(is_up, torch.zeros_like(logits), logits)
    if_up = up * (1 - targets) + (-up).exp().log1p()
    if_down = -down * targets + down.exp().log1p()
    return torch.where(is_up, if_up, if_down)


# %% wrong="bce_from_logits" why="statement: 'the relative error of a loss must be at most 1e-4'; softplus(z) - z y loses a sure and right prediction beyond 20 to its threshold, though it computes in float64"
def bce_from_logits(logits, targets):
    z, y = logits.double(), targets.double()
    return (functional.softplus(z) - z * y).to(logits.dtype)


# %% wrong="bce_from_logits" why="docstring: 'sizes up to 1e30', 'logits of any size'; clamps the logits to +-10000 first, so loss and slope are wrong beyond"
def bce_from_logits(logits, targets):
    z = logits.clamp(-1e4, 1e4)
    return z.clamp(min=0) - z * targets + torch.log1p(torch.exp(-z.abs()))


# %% wrong="bce_from_logits" why="statement: 'the gradient ... must be sigma(z) - y', 'Targets between 0 and 1 are allowed too'; the backward asks only whether the target is 1, and is wrong for 0.75"
class _Slope(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.save_for_backward(z, y)
        return z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))

    @staticmethod
    def backward(ctx, upstream):
        z, y = ctx.saved_tensors
        return upstream * torch.where(y == 1, -torch.sigmoid(-z), torch.sigmoid(z)), None


def bce_from_logits(logits, targets):
    return _Slope.apply(logits, targets)


# %% wrong="bce_from_logits" why="statement: 'Autograd must be able to go through it'; the backward forgets the slope that arrives from above, so a mean or a weighted sum of the losses gets the gradient of the sum"
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


# %% wrong="bce_from_logits" why="docstring: 'in the shape and dtype of logits'; statement: 1e-9 in float64; all is computed and returned in float32"
def bce_from_logits(logits, targets):
    z, y = logits.to(torch.float32), targets.to(torch.float32)
    return torch.maximum(z, torch.zeros_like(z)) - z * y + torch.log1p(torch.exp(-torch.abs(z)))


# %% wrong="bce_from_logits" why="docstring: 'Any shape (also without entries)'; stacks the losses one by one, and nothing cannot be stacked"
def bce_from_logits(logits, targets):
    losses = [
        functional.softplus(-z) * y + functional.softplus(z) * (1 - y)
        for z, y in zip(logits.flatten(), targets.flatten())
    ]
    return torch.stack(losses).reshape(logits.shape)


# %% wrong="bce_from_logits" why="statement: 'where it is below 1e-37, it may be returned as 0'; drops the last term where it is below 1e-12 already, so a logit of 30 for the target 1 costs 0 instead of 9e-14"
def bce_from_logits(logits, targets):
    tail = torch.log1p(torch.exp(-logits.abs()))
    tail = torch.where(tail < 1e-12, torch.zeros_like(tail), tail)
    return logits.clamp(min=0) - logits * targets + tail


# %% wrong="bce_from_logits" why="statement: 'at most 1e-4 in float32 and 1e-9 in float64'; log(1 + a) in float64 hides the loss of digits up to a logit of 20 or so, not beyond"
def bce_from_logits(logits, targets):
    z, y = logits.double(), targets.double()
    loss = z.clamp(min=0) - z * y + torch.log(1 + torch.exp(-z.abs()))
    return loss.to(logits.dtype)


# %% wrong="bce_from_logits" why="docstring: 'finite ... sizes up to 1e30'; |z| as the root of the square is infinite in float32 from 2e19 on, and so is the loss of a right prediction"
def bce_from_logits(logits, targets):
    size = (logits * logits).sqrt()
    larger = (logits + size) / 2
    return larger - logits * targets + torch.log1p(torch.exp(-size))


# %% wrong="bce_from_logits" why="statement: 'any other way but PyTorch's ready-made binary cross-entropy'; takes exactly that one, by a name put together at run time"
def bce_from_logits(logits, targets):
    name = next(key for key in vars(functional) if key.startswith("binary_cross") and key.endswith("logits"))
    return vars(functional)[name](logits, targets, reduction="none")


# %% right="bce_figure" why="the plain way: subplots, PyTorch's loss of logits, a legend in each panel"
def bce_figure(logits):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    for target, values in ((1, torch.ones_like(logits)), (0, torch.zeros_like(logits))):
        losses = functional.binary_cross_entropy_with_logits(logits, values, reduction="none")
        left.plot(logits.sigmoid(), losses, label=f"target {target}")
        right.plot(logits, losses, label=f"target {target}")
    left.set(xlabel="probability $p$", ylabel="binary cross-entropy")
    right.set(xlabel="logit $z$", ylabel="binary cross-entropy")
    left.legend()
    right.legend()
    return figure


# %% right="bce_figure" why="a Figure without pyplot, NumPy's logaddexp, both lines black and told apart by style, one legend of the figure"
def bce_figure(logits):
    z = logits.detach().numpy()
    p = logits.detach().sigmoid().numpy()
    figure = Figure(figsize=(8, 3.5), layout="constrained")
    panels = figure.subplots(1, 2)
    heights = {1: np.logaddexp(0.0, -z), 0: np.logaddexp(0.0, z)}
    for axes, x, name in zip(panels, (p, z), ("probability of a 1", "logit")):
        for target in (0, 1):
            axes.plot(x, heights[target], "k-" if target else "k:", label=f"target {target}")
        axes.set_xlabel(name)
        axes.set_ylabel("loss")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


# %% right="bce_figure" why="a mosaic with a shared height, the student's own loss, markers on the lines, legend on the right alone, one label of y for the figure"
def bce_figure(logits):
    one = bce_from_logits(logits, torch.ones_like(logits))
    zero = bce_from_logits(logits, torch.zeros_like(logits))
    figure, panels = plt.subplot_mosaic([["p", "z"]], sharey=True, layout="constrained")
    looks = (dict(color="#D55E00", marker="o", ls="-", label="target 1"), dict(color="#0072B2", marker="s", ls="--", label="target 0"))
    for losses, look in zip((one, zero), looks):
        panels["p"].plot(torch.sigmoid(logits).tolist(), losses.tolist(), **look)
        panels["z"].plot(logits.tolist(), losses.tolist(), **look)
    panels["p"].set_xlabel("probability p")
    panels["z"].set_xlabel("logit z")
    for axes in panels.values():
        axes.set_ylabel("cross-entropy")
    panels["z"].legend(loc="upper center")
    return figure


# %% right="bce_figure" why="a helper class, softplus, axes added through a grid of the figure; one call of plot with two columns; titles"
class Panel:
    def __init__(self, axes, name):
        self.axes, self.name = axes, name

    def draw(self, x, table):
        lines = self.axes.plot(x, table)
        for line, name, style in zip(lines, ("target 1", "target 0"), ("-", "-.")):
            line.set(label=name, linestyle=style)
        self.axes.set(title=f"against the {self.name}", xlabel=self.name, ylabel="binary cross-entropy (nats)")
        self.axes.legend(title="what happened")


def bce_figure(logits):
    table = torch.stack([functional.softplus(-logits), functional.softplus(logits)], dim=1).numpy()
    figure = plt.figure(figsize=(10, 4))
    grid = figure.add_gridspec(1, 2, width_ratios=(2, 3))
    Panel(figure.add_subplot(grid[0]), "probability").draw(logits.sigmoid().numpy(), table)
    Panel(figure.add_subplot(grid[1]), "logit").draw(logits.numpy(), table)
    return figure


# %% wrong="bce_figure" why="statement: labels 'which say what is drawn along them'; logit and probability are exchanged below the panels"
def bce_figure(logits):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("logit $z$", "probability $p$")):
        for target in (1.0, 0.0):
            wanted = torch.full_like(logits, target)
            axes.plot(x, functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none"), label=f"target {target:.0f}")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'Draw the binary cross-entropy ... also for logits of +-1000'; the probability is clamped to 1e-12, so no inf, but 27.6 where the loss is 1000"
def bce_figure(logits):
    p = logits.sigmoid()
    safe = p.clamp(1e-12, 1 - 1e-12)
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (p, logits), ("probability $p$", "logit $z$")):
        axes.plot(x, -safe.log(), label="target 1")
        axes.plot(x, -(1 - safe).log(), label="target 0")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'nothing is cut off'; the height of both panels ends at 8"
def bce_figure(logits):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("probability $p$", "logit $z$")):
        for target in (1.0, 0.0):
            wanted = torch.full_like(logits, target)
            axes.plot(x, functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none"), label=f"target {target:.0f}")
        axes.set(xlabel=name, ylabel="binary cross-entropy", ylim=(-0.2, 8))
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'through all logits in the order given'; draws a fine grid between the first and the last logit instead, which misses uneven logits"
def bce_figure(logits):
    fine = torch.linspace(logits[0].item(), logits[-1].item(), 201, dtype=torch.float64)
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (fine.sigmoid(), fine), ("probability $p$", "logit $z$")):
        for target in (1.0, 0.0):
            wanted = torch.full_like(fine, target)
            axes.plot(x, functional.binary_cross_entropy_with_logits(fine, wanted, reduction="none"), label=f"target {target:.0f}")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'with the names target 1 and target 0 in a legend (where they look the same in both panels, one legend will do)'; on the right the lines come in the other order and have each other's colours, and the only legend is on the left"
def bce_figure(logits):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    one, zero = functional.softplus(-logits), functional.softplus(logits)
    for name, losses in (("target 1", one), ("target 0", zero)):
        left.plot(logits.sigmoid(), losses, label=name)
    for losses in (zero, one):
        right.plot(logits, losses)
    left.set(xlabel="probability $p$", ylabel="binary cross-entropy")
    right.set(xlabel="logit $z$", ylabel="binary cross-entropy")
    left.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'Return the Figure, a new one at each call'; takes whatever figure pyplot has open, and clears it"
def bce_figure(logits):
    figure = plt.gcf()
    figure.clear()
    panels = figure.subplots(1, 2)
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("probability $p$", "logit $z$")):
        for target in (1.0, 0.0):
            wanted = torch.full_like(logits, target)
            axes.plot(x, functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none"), label=f"target {target:.0f}")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'through all logits'; on the left the points whose probability has been rounded to 0 or 1 are left out"
def bce_figure(logits):
    p = logits.sigmoid()
    inside = (p > 0) & (p < 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    for name, losses in (("target 1", functional.softplus(-logits)), ("target 0", functional.softplus(logits))):
        left.plot(p[inside], losses[inside], label=name)
        right.plot(logits, losses, label=name)
    for axes, name in ((left, "probability $p$"), (right, "logit $z$")):
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'nothing is cut off, also for logits of +-1000'; on a logarithmic height a loss of 0 has no place, and that end of each line vanishes"
def bce_figure(logits):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("probability $p$", "logit $z$")):
        for target in (1.0, 0.0):
            wanted = torch.full_like(logits, target)
            axes.plot(x, functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none"), label=f"target {target:.0f}")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.set_yscale("log")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'told apart by colour or line style'; both lines are the same blue and solid, only one is a little thicker"
def bce_figure(logits):
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6))
    for axes, x, name in zip(panels, (logits.sigmoid(), logits), ("probability $p$", "logit $z$")):
        axes.plot(x, functional.softplus(-logits), color="tab:blue", linestyle="-", linewidth=2.2, label="target 1")
        axes.plot(x, functional.softplus(logits), color="tab:blue", linestyle="-", linewidth=1.6, label="target 0")
        axes.set(xlabel=name, ylabel="binary cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'with the names target 1 and target 0 in a legend'; the legend of the right panel is given as a list in the wrong order and exchanges the names"
def bce_figure(logits):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    one, zero = functional.softplus(-logits), functional.softplus(logits)
    left.plot(logits.sigmoid(), one, label="target 1")
    left.plot(logits.sigmoid(), zero, label="target 0")
    left.legend()
    right.plot(logits, one)
    right.plot(logits, zero)
    right.legend(["target 0", "target 1"])
    left.set(xlabel="probability $p$", ylabel="binary cross-entropy")
    right.set(xlabel="logit $z$", ylabel="binary cross-entropy")
    return figure


# %% right="huber" why="torch.where between the two pieces"
def huber(errors, threshold):
    if not threshold > 0:
        raise ValueError(f"the threshold is {threshold}, expected one above 0")
    size = errors.abs()
    return torch.where(size <= threshold, 0.5 * errors**2, threshold * (size - 0.5 * threshold))


# %% right="huber" why="the clipped error c, and c (e - c / 2)"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    clipped = torch.clamp(errors, -threshold, threshold)
    return clipped * (errors - clipped / 2)


# %% right="huber" why="an autograd.Function that knows the clipped error as its slope"
class ClippedSlope(torch.autograd.Function):
    @staticmethod
    def forward(ctx, errors, threshold):
        clipped = errors.clamp(-threshold, threshold)
        ctx.save_for_backward(clipped)
        rest = (errors.abs() - threshold).clamp(min=0)
        return clipped.square() / 2 + threshold * rest

    @staticmethod
    def backward(ctx, upstream):
        (clipped,) = ctx.saved_tensors
        return upstream * clipped, None


def huber(errors, threshold):
    if not threshold > 0:
        raise ValueError("not above 0")
    return ClippedSlope.apply(errors, float(threshold))


# %% right="huber" why="one error at a time with if and else, stacked again"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("the threshold must be positive")
    losses = []
    for e in errors.flatten():
        if e > threshold:
            losses.append(threshold * (e - threshold / 2))
        elif e < -threshold:
            losses.append(threshold * (-e - threshold / 2))
        else:
            losses.append(e * e / 2)
    return torch.stack(losses).view(errors.shape) if losses else errors.clone()


# %% right="huber" why="a module; the near part and the far part of |e| added: m^2 / 2 + threshold (|e| - m)"
class HuberJudge(torch.nn.Module):
    def __init__(self, kappa):
        super().__init__()
        if not kappa > 0:
            raise ValueError("kappa must be above 0")
        self.kappa = kappa

    def forward(self, e):
        near = e.abs().clamp(max=self.kappa)
        far = functional.relu(e.abs() - self.kappa)
        return near * near * 0.5 + self.kappa * far


def huber(errors, threshold):
    return HuberJudge(threshold)(errors)


# %% right="huber" why="starts from the line and writes the parabola into the masked places"
def huber(errors, threshold):
    if threshold <= 0.0:
        raise ValueError
    loss = threshold * (errors.abs() - threshold / 2)
    near = errors.detach().abs() <= threshold
    loss[near] = errors[near].square() * 0.5
    return loss


# %% wrong="huber" why="statement: gradient 'also ... where |e| = threshold'; torch.maximum shares the slope at a tie, so at e = -threshold it is not the clipped error"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    floor = torch.full_like(errors, -threshold)
    clipped = torch.maximum(errors.clamp(max=threshold), floor)
    far = functional.relu(errors - threshold) + functional.relu(-threshold - errors)
    return 0.5 * clipped.square() + threshold * far


# %% wrong="huber" why="docstring: 'sizes ... to 1e12'; the part beyond the threshold is taken from the error again, and for large errors in float32 nothing is left of the slope"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    with torch.no_grad():
        beyond = errors.sign() * (errors.abs() - threshold).clamp(min=0)
    return 0.5 * (errors - beyond) ** 2 + threshold * beyond.abs()


# %% wrong="huber" why="docstring: ValueError if 'The threshold is not above 0'; errors without entries are returned before the threshold is looked at"
def huber(errors, threshold):
    if errors.numel() == 0:
        return errors.clone()
    if threshold <= 0:
        raise ValueError("threshold")
    size = errors.abs()
    return torch.where(size <= threshold, 0.5 * errors**2, threshold * (size - 0.5 * threshold))


# %% wrong="huber" why="statement: 'Return Huber's loss for each error'; one question for the whole tensor (is any beyond the threshold?) puts all errors on the straight line"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    if (errors.abs() > threshold).any():
        return threshold * (errors.abs() - threshold / 2)
    return errors.square() / 2


# %% wrong="huber" why="docstring: 'in the shape ... of errors', 'Any shape'; the threshold becomes a float32 tensor of shape [1], so a single error of shape [] comes back as [1] (and a float64 one sees a rounded threshold)"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    kappa = torch.tensor([threshold])
    clipped = errors.clamp(-kappa, kappa)
    return clipped * (errors - 0.5 * clipped)


# %% wrong="huber" why="docstring: 'sizes from 1e-6'; errors below 0.0001 are taken for zero, with no loss and no slope"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    size = errors.abs()
    loss = torch.where(size <= threshold, 0.5 * errors**2, threshold * (size - 0.5 * threshold))
    return torch.where(torch.isclose(errors, torch.zeros_like(errors), atol=1e-4), torch.zeros_like(errors), loss)


# %% wrong="huber" why="statement: 'Return Huber's loss for each error'; remembers the last results by the tensor itself, so errors that were changed in place get the old loss, and a second backward finds its graph gone"
from functools import lru_cache


@lru_cache(maxsize=32)
def _remembered(errors, threshold):
    size = errors.abs()
    return torch.where(size <= threshold, 0.5 * errors**2, threshold * (size - 0.5 * threshold))


def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    return _remembered(errors, threshold)


# %% wrong="huber" why="statement: 'PyTorch's own is forbidden'; picks PyTorch's loss out of torch.nn by the beginning of its name"
_judges = [kind for name, kind in vars(torch.nn).items() if name.lower().startswith("hub")]


def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    return _judges[0](reduction="none", delta=threshold)(errors, torch.zeros_like(errors))


# %% wrong="huber" why="docstring: threshold 'from 1e-3 to 1e3'; a threshold below 0.01 is raised to 0.01"
def huber(errors, threshold):
    if threshold <= 0:
        raise ValueError("threshold")
    kappa = max(threshold, 0.01)
    size = errors.abs()
    return torch.where(size <= kappa, 0.5 * errors**2, kappa * (size - 0.5 * kappa))


# %% right="best_constants" why="sorted with torch, the two middle places"
def best_constants(targets):
    ordered, _ = torch.sort(targets)
    n = len(ordered)
    return targets.mean().item(), ordered[(n - 1) // 2].item(), ordered[n // 2].item()


# %% right="best_constants" why="the statistics module of Python on a list"
import statistics


def best_constants(targets):
    numbers = targets.tolist()
    return statistics.mean(numbers), statistics.median_low(numbers), statistics.median_high(numbers)


# %% right="best_constants" why="torch.median knows the lower one; turned over it knows the upper one"
def best_constants(targets):
    lower = targets.median()
    upper = -((-targets).median())
    return float(targets.sum() / targets.numel()), float(lower), float(upper)


# %% right="best_constants" why="Lemma 2 by counting: a target is best where at most half lie below and at most half above"
def best_constants(targets):
    numbers = targets.tolist()
    total = 0.0
    best = []
    for c in set(numbers):
        below = sum(y < c for y in numbers)
        above = sum(y > c for y in numbers)
        if 2 * below <= len(numbers) and 2 * above <= len(numbers):
            best.append(c)
    for y in numbers:
        total += y
    return (total / len(numbers), min(best), max(best))


# %% right="best_constants" why="NumPy's quantile with the methods lower and higher"
def best_constants(targets):
    y = targets.numpy()
    low, high = (np.quantile(y, 0.5, method=method).item() for method in ("lower", "higher"))
    return np.mean(y).item(), low, high


# %% right="best_constants" why="a pair of pointers that takes smallest and largest away, on a heap"
import heapq


def best_constants(targets):
    up = targets.tolist()
    down = [-y for y in up]
    mean = sum(up) / len(up)
    heapq.heapify(up)
    heapq.heapify(down)
    for _ in range((len(down) - 1) // 2):
        heapq.heappop(up)
        heapq.heappop(down)
    return mean, up[0], -down[0]


# %% wrong="best_constants" why="docstring: 'float64'; a tensor made again from a list is float32, and the numbers come back rounded"
def best_constants(targets):
    ordered = torch.tensor(sorted(targets.tolist()))
    n = ordered.numel()
    return ordered.mean().item(), ordered[(n - 1) // 2].item(), ordered[n // 2].item()


# %% wrong="best_constants" why="statement: 'the smallest and the largest c with the smallest MAE'; compares the costs of all targets for exact equality, and rounding hides one of two middle ones such as 0.2 and 0.3"
def best_constants(targets):
    costs = (targets[:, None] - targets).abs().mean(dim=1)
    best = targets[costs == costs.min()]
    return targets.mean().item(), best.min().item(), best.max().item()


# %% wrong="best_constants" why="Lemma 2: 'nowhere else'; costs are compared with a tolerance, so neighbours that are nearly as good count as best"
def best_constants(targets):
    costs = (targets[:, None] - targets).abs().sum(dim=1)
    best = targets[torch.isclose(costs, costs.min())]
    return targets.mean().item(), best.min().item(), best.max().item()


# %% wrong="best_constants" why="statement: 'the smallest and the largest c with the smallest MAE'; for two targets an early return gives the mean for all three"
def best_constants(targets):
    mean = targets.mean().item()
    n = len(targets)
    if n <= 2:
        return mean, mean, mean
    ordered = sorted(targets.tolist())
    return mean, ordered[(n - 1) // 2], ordered[n // 2]


# %% wrong="best_constants" why="docstring: 'in any order' (of any sign); sorts by size without the sign, so with several negative targets the middle is another one"
def best_constants(targets):
    ordered = sorted(targets.tolist(), key=abs)
    n = len(ordered)
    middle = sorted((ordered[(n - 1) // 2], ordered[n // 2]))
    return targets.mean().item(), middle[0], middle[1]


# %% wrong="best_constants" why="statement: 'must predict all targets'; of more than a thousand it looks at a random sample only, drawn from PyTorch's global generator"
def best_constants(targets):
    mean = targets.mean().item()
    if len(targets) > 1000:
        targets = targets[torch.randperm(len(targets))[:1000]]
    ordered = targets.sort().values
    n = len(ordered)
    return mean, ordered[(n - 1) // 2].item(), ordered[n // 2].item()


# %% wrong="best_constants" why="statement: 'the c with the smallest MSE'; plain numbers rounded to six places are not the best ones for small targets"
def best_constants(targets):
    ordered = targets.sort().values
    n = len(ordered)
    three = (targets.mean(), ordered[(n - 1) // 2], ordered[n // 2])
    return tuple(round(number.item(), 6) for number in three)


# %% wrong="best_constants" why="statement: 'for an odd number of targets the latter two are equal'; counts up to round(n / 2), and Python rounds 2.5 to 2, so of five (nine, thirteen) targets the lower one stands one place too low"
def best_constants(targets):
    values, counts = torch.unique(targets, sorted=True, return_counts=True)
    reached = counts.cumsum(0)
    n = len(targets)
    lower = values[reached >= round(n / 2)][0]
    upper = values[reached > n // 2][0]
    return targets.mean().item(), lower.item(), upper.item()
