# %% right="mse_and_gradient" why="plain tensor arithmetic, the shapes compared first"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError(f"shapes differ: {predictions.shape} and {targets.shape}")
    errors = predictions - targets
    return errors.square().mean(), 2 * errors / errors.numel()


# %% right="mse_and_gradient" why="a loop over Python numbers, any shape flattened and put back"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if list(predictions.size()) != list(targets.size()):
        raise ValueError("predictions and targets must have the same shape")
    total, slopes = 0.0, []
    n = predictions.numel()
    for guess, truth in zip(
        predictions.reshape(-1).tolist(), targets.reshape(-1).tolist(), strict=True
    ):
        error = guess - truth
        total += error * error
        slopes.append(2 * error / n)
    dtype = predictions.dtype
    gradient = torch.tensor(slopes, dtype=dtype).reshape(predictions.shape)
    return torch.tensor(total / n, dtype=dtype), gradient


# %% right="mse_and_gradient" why="autograd finds the gradient of the hand-written cost"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if not predictions.shape == targets.shape:
        raise ValueError("no broadcasting here")
    with torch.enable_grad():
        leaf = predictions.detach().clone().requires_grad_(True)
        cost_here = torch.pow(leaf - targets, 2).sum() / leaf.numel()
        (gradient,) = torch.autograd.grad(cost_here, leaf)
    return cost_here.detach(), gradient


# %% right="mse_and_gradient" why="NumPy all the way, brought back as tensors"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    guess, truth = predictions.detach().numpy(), targets.detach().numpy()
    if guess.shape != truth.shape:
        raise ValueError(f"{guess.shape} is not {truth.shape}")
    errors = np.subtract(guess, truth)
    loss = np.mean(np.square(errors))
    gradient = np.asarray(errors * (2.0 / errors.size))
    to = predictions.dtype
    return torch.tensor(float(loss), dtype=to), torch.tensor(gradient, dtype=to)


# %% right="mse_and_gradient" why="the inner product of the flattened errors with themselves"
class _SquaredCost:
    def __init__(self, predictions: torch.Tensor, targets: torch.Tensor) -> None:
        if tuple(predictions.shape) != tuple(targets.shape):
            raise ValueError("unequal shapes")
        self.errors = torch.sub(predictions, targets)

    def value(self) -> torch.Tensor:
        flat = self.errors.flatten()
        return torch.dot(flat, flat).div(flat.numel())

    def slope(self) -> torch.Tensor:
        return self.errors.mul(2).div(self.errors.numel())


def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    judge = _SquaredCost(predictions, targets)
    return judge.value(), judge.slope()


# %% wrong="mse_and_gradient" why="statement: 'If the two shapes are not equal, raise a ValueError'; compares only the number of dimensions and of entries, so (2, 3) with (3, 2) is accepted"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.dim() != targets.dim() or predictions.numel() != targets.numel():
        raise ValueError("shapes differ")
    errors = predictions - targets.reshape(predictions.shape)
    return (errors**2).mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="statement: 'also where broadcasting would accept them'; targets that broadcast to the shape of the predictions, (1,) to (3,), are accepted"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    try:
        common = torch.broadcast_shapes(predictions.shape, targets.shape)
    except RuntimeError as error:
        raise ValueError("shapes do not fit") from error
    if common != predictions.shape:
        raise ValueError("shapes differ")
    errors = predictions - targets
    return (errors**2).mean(), 2 * errors / errors.numel()


# %% wrong="mse_and_gradient" why="docstring: 'both in their dtype'; the error of float64 predictions comes back as float32"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    errors = predictions - targets
    n = errors.numel()
    total = sum(error**2 for error in errors.flatten().tolist())
    return torch.tensor(total / n), errors * 2 / n


# %% wrong="mse_and_gradient" why="statement: 'n counts all entries, whatever the shape'; with three dimensions n is only the product of the first two"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    n = 1
    for size in predictions.shape[:2]:
        n *= size
    errors = predictions - targets
    return (errors**2).sum() / n, 2 / n * errors


# %% wrong="mse_and_gradient" why="statement: 'Return the MSE and its gradient' of these predictions and targets; an answer remembered for the predictions alone comes back for other targets"
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


# %% wrong="mse_and_gradient" why="docstring: 'float32 or float64'; float64 is computed in float32 and converted back, so a difference of 1e-9 between numbers near 1 becomes 0"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    errors = predictions.to(torch.float32) - targets.to(torch.float32)
    loss, gradient = errors.square().mean(), 2 * errors / errors.numel()
    return loss.to(predictions.dtype), gradient.to(predictions.dtype)


# %% wrong="mse_and_gradient" why="docstring: 'any shape'; a tensor without dimensions, shape [], is refused because it has no len()"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    per_row = predictions[0].numel()
    n = len(predictions) * per_row
    errors = predictions - targets
    return errors.square().sum() / n, 2 * errors / n


# %% wrong="mse_and_gradient" why="statement: the error is prediction less target; squares expanded as p^2 - 2 p y + y^2, which in float32 leaves nothing right of an error of 1 at numbers near 10000"
def mse_and_gradient(
    predictions: torch.Tensor, targets: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    n = predictions.numel()
    loss = predictions.square() - 2 * predictions * targets + targets.square()
    return loss.sum() / n, (2 / n) * (predictions - targets)


# %% right="surface_figure" why="broadcasting and pcolormesh, a star by scatter"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    predicted = weights[None, :, None] * x + biases[:, None, None]
    losses = (predicted - y).square().mean(dim=-1)
    figure, axes = plt.subplots(layout="constrained")
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy(), cmap="viridis")
    figure.colorbar(mesh, ax=axes, label="MSE")
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter(weights[column].item(), biases[row].item(), marker="*", s=180, c="red")
    axes.set_xlabel("weight $w$")
    axes.set_ylabel("bias $b$")
    return figure


# %% right="surface_figure" why="Python loops, imshow with origin lower and an extent of whole cells, a dot by plot"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    xs, ys, ws, bs = (one.tolist() for one in (x, y, weights, biases))
    table, best = [], (float("inf"), 0.0, 0.0)
    for b in bs:
        row = []
        for w in ws:
            mse = sum((w * xi + b - yi) ** 2 for xi, yi in zip(xs, ys, strict=True)) / len(xs)
            row.append(mse)
            best = min(best, (mse, w, b))
        table.append(row)
    half_w = (ws[-1] - ws[0]) / (len(ws) - 1) / 2
    half_b = (bs[-1] - bs[0]) / (len(bs) - 1) / 2
    figure = plt.figure(figsize=(6, 4.5))
    axes = figure.add_subplot()
    picture = axes.imshow(
        table,
        origin="lower",
        extent=(ws[0] - half_w, ws[-1] + half_w, bs[0] - half_b, bs[-1] + half_b),
        aspect="auto",
        interpolation="nearest",
        vmin=0,
        cmap="magma",
    )
    plt.colorbar(picture, ax=axes)
    axes.plot([best[1]], [best[2]], "o", color="white", markeredgecolor="black")
    axes.set(xlabel="w (weight)", ylabel="b (bias)", title="Mean squared error")
    return figure


# %% right="surface_figure" why="design matrix times all parameters, edges given to pcolormesh, colours logarithmic where no MSE is 0"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    from matplotlib.colors import LogNorm, Normalize

    def edges(centres: torch.Tensor) -> np.ndarray:
        c = centres.numpy()
        step = (c[-1] - c[0]) / (len(c) - 1)
        return np.append(c - step / 2, c[-1] + step / 2)

    bias_of, weight_of = torch.meshgrid(biases, weights, indexing="ij")
    theta = torch.stack([weight_of.flatten(), bias_of.flatten()])
    design = torch.stack([x, torch.ones_like(x)], dim=1)
    losses = ((design @ theta - y[:, None]) ** 2).mean(dim=0)
    low, high = losses.min().item(), losses.max().item()
    norm = LogNorm(low, high) if low > 0 else Normalize(0, high)
    figure, axes = plt.subplots(figsize=(5, 5))
    mesh = axes.pcolormesh(
        edges(weights),
        edges(biases),
        losses.reshape(bias_of.shape).numpy(),
        norm=norm,
        cmap="Blues",
        edgecolors="face",
    )
    figure.colorbar(mesh, location="bottom", label="mean squared error")
    best = theta[:, losses.argmin()].tolist()
    axes.plot(*best, marker="*", markersize=15, color="black", linestyle="none")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% right="surface_figure" why="moments of the data, imshow with the largest bias in row 0, Figure without pyplot's state"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    w, b = weights.numpy(), biases.numpy()[::-1]
    losses = np.empty((b.size, w.size))
    for column, slope in enumerate(w):
        rest = slope * x.numpy() - y.numpy()
        losses[:, column] = np.mean((rest[None, :] + b[:, None]) ** 2, axis=1)
    dw, db = w[1] - w[0], b[0] - b[1]
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(
        losses,
        origin="upper",
        aspect="auto",
        cmap="cividis",
        norm=plt.Normalize(losses.min(), losses.max()),
        extent=(w[0] - dw / 2, w[-1] + dw / 2, b[-1] - db / 2, b[0] + db / 2),
    )
    figure.colorbar(image, ax=axes).set_label("MSE")
    row, column = np.unravel_index(np.argmin(losses), losses.shape)
    axes.scatter([w[column]], [b[row]], marker="D", s=60, color="orangered", zorder=3)
    axes.set_xlabel("weight w")
    axes.set_ylabel("bias b")
    return figure


# %% wrong="surface_figure" why="statement: the marker 'at the pair with the smallest MSE of all these pairs'; it stands at the least-squares solution, which need not be one of the pairs"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh)
    design = np.stack([x.numpy(), np.ones(len(x))], axis=1)
    w, b = np.linalg.lstsq(design, y.numpy(), rcond=None)[0]
    axes.scatter([w], [b], marker="*", s=150, color="red")
    axes.set(
        xlabel="weight",
        ylabel="bias",
        xlim=(1.5 * weights[0] - 0.5 * weights[1], 1.5 * weights[-1] - 0.5 * weights[-2]),
        ylim=(1.5 * biases[0] - 0.5 * biases[1], 1.5 * biases[-1] - 0.5 * biases[-2]),
    )
    return figure


# %% wrong="surface_figure" why="statement: 'the pair with the smallest MSE'; the marker is where the mean absolute error is smallest"
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


# %% wrong="surface_figure" why="statement: 'the weight grows to the right, the bias grows upwards'; where there are as many weights as biases, the table is transposed"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[:, None, None] * x + biases[None, :, None] - y).square().mean(-1)
    column, row = divmod(int(losses.argmin()), len(biases))
    if losses.shape != (len(biases), len(weights)):
        losses = losses.T
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh)
    axes.scatter(weights[column], biases[row], marker="*", s=150, color="red")
    axes.set(xlabel="weight $w$", ylabel="bias $b$")
    return figure


# %% wrong="surface_figure" why="statement: 'each cell is centred at its weight and bias'; every cell is made one unit wide and high, whatever the spacing"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    image = axes.imshow(
        losses.numpy(),
        origin="lower",
        aspect="auto",
        extent=(
            weights[0].item() - 0.5,
            weights[-1].item() + 0.5,
            biases[0].item() - 0.5,
            biases[-1].item() + 0.5,
        ),
    )
    figure.colorbar(image)
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="statement: 'at most one cell's width beyond their edges on each side'; the limits leave a whole unit, which is many cells of width 0.1"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh)
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    axes.set(xlim=(left - 1, right + 1), ylim=(low - 1, high + 1))
    return figure


# %% wrong="surface_figure" why="statement: 'the colours show the MSE itself'; whatever is above 10 is cut to 10 so that the valley can be seen"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(
        weights.numpy(), biases.numpy(), losses.clamp(max=10).numpy(), cmap="plasma"
    )
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.plot([weights[column]], [biases[row]], marker="o", color="white")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="statement: 'on a scale from the smallest MSE (or 0) to the largest'; the scale begins at the median, so half of the cells have one colour"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(
        weights.numpy(),
        biases.numpy(),
        losses.numpy(),
        vmin=losses.median().item(),
        vmax=losses.max().item(),
    )
    figure.colorbar(mesh, label="MSE")
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="statement: 'a colour bar shows this scale'; the bar belongs to another scale, from 0 to 1"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy(), cmap="viridis")
    figure.colorbar(plt.cm.ScalarMappable(cmap="viridis"), ax=axes, label="MSE")
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="statement: 'a picture of coloured cells ... one cell for each pair'; the colours are blurred from cell to cell"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    dw, db = (weights[1] - weights[0]).item() / 2, (biases[1] - biases[0]).item() / 2
    figure, axes = plt.subplots()
    image = axes.imshow(
        losses.numpy(),
        origin="lower",
        aspect="auto",
        interpolation="bicubic",
        extent=(
            weights[0].item() - dw,
            weights[-1].item() + dw,
            biases[0].item() - db,
            biases[-1].item() + db,
        ),
    )
    figure.colorbar(image)
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% wrong="surface_figure" why="statement: 'both axes are labelled with what is drawn along them'; the labels are exchanged"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    losses = (weights[None, :, None] * x + biases[:, None, None] - y).square().mean(-1)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh, label="mean squared error")
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="bias $b$", ylabel="weight $w$")
    return figure


# %% wrong="surface_figure" why="statement: 'the colours show the MSE itself'; divides by n - 1 from three experiences on, as an unbiased variance would"
def surface_figure(
    x: torch.Tensor, y: torch.Tensor, weights: torch.Tensor, biases: torch.Tensor
) -> Figure:
    errors = weights[None, :, None] * x + biases[:, None, None] - y
    n = len(x)
    losses = errors.square().sum(-1) / (n - 1 if n > 2 else n)
    figure, axes = plt.subplots()
    mesh = axes.pcolormesh(weights.numpy(), biases.numpy(), losses.numpy())
    figure.colorbar(mesh)
    row, column = divmod(int(losses.argmin()), len(weights))
    axes.scatter([weights[column]], [biases[row]], marker="*", s=150, color="red")
    axes.set(xlabel="weight", ylabel="bias")
    return figure


# %% right="bce_from_logits" why="the three terms of Lemma 5"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    small = torch.exp(-logits.abs())
    return logits.clamp(min=0) - logits * targets + torch.log1p(small)


# %% right="bce_from_logits" why="two softplus, weighted by the targets"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    price_of_one = functional.softplus(-logits)
    price_of_zero = functional.softplus(logits)
    return targets * price_of_one + (1 - targets) * price_of_zero


# %% right="bce_from_logits" why="a Function of its own: NumPy in float64 forwards, sigmoid less target backwards"
class _LogitPrice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.save_for_backward(z, y)
        z64 = z.detach().numpy().astype(np.float64)
        y64 = y.detach().numpy().astype(np.float64)
        price = y64 * np.logaddexp(0.0, -z64) + (1 - y64) * np.logaddexp(0.0, z64)
        return torch.as_tensor(price, dtype=z.dtype)

    @staticmethod
    def backward(ctx, upstream):
        z, y = ctx.saved_tensors
        return upstream * (torch.sigmoid(z) - y), None


def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return _LogitPrice.apply(logits, targets)


# %% right="bce_from_logits" why="between two log-sigmoids, as far along as the target says"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    price_of_zero = -functional.logsigmoid(-logits)
    price_of_one = -functional.logsigmoid(logits)
    return torch.lerp(price_of_zero, price_of_one, targets)


# %% right="bce_from_logits" why="a finished loss for many labels that is not forbidden, with one label in each row"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if logits.numel() == 0:
        return logits * targets
    rows = functional.multilabel_soft_margin_loss(
        logits.reshape(-1, 1), targets.reshape(-1, 1), reduction="none"
    )
    return rows.reshape(logits.shape)


# %% right="bce_from_logits" why="entries chosen by the sign of the logit, each with its own formula"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    z, y = logits.reshape(-1), targets.reshape(-1)
    losses = torch.zeros_like(z)
    up = z >= 0
    losses[up] = z[up] * (1 - y[up]) + torch.log1p(torch.exp(-z[up]))
    losses[~up] = -z[~up] * y[~up] + torch.log1p(torch.exp(z[~up]))
    return losses.reshape(logits.shape)


# %% wrong="bce_from_logits" why="statement: 'the relative error of a loss must be at most 1e-4'; PyTorch's arrangement (1 - y) z + softplus(-z) says 0 for the logit -20 and the target 0"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return (1 - targets) * logits + functional.softplus(-logits)


# %% wrong="bce_from_logits" why="statement: 'the relative error of a loss must be at most 1e-4', and only losses below 1e-37 may be 0; log(1 + a) in float64 is 0 at the logit 40"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    z, y = logits.double(), targets.double()
    losses = z.clamp(min=0) - z * y + torch.log(1 + torch.exp(-z.abs()))
    return losses.to(logits.dtype)


# %% wrong="bce_from_logits" why="docstring: 'sizes up to 1e30'; logits are clamped to 10000, where loss and gradient stop"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    z = logits.clamp(-1e4, 1e4)
    return z.relu() - z * targets + torch.log1p(torch.exp(-z.abs()))


# %% wrong="bce_from_logits" why="statement: 'and 1e-9 in float64'; float64 is computed in float32 and converted back"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    z, y = logits.float(), targets.float()
    losses = z.clamp(min=0) - z * y + torch.log1p((-z.abs()).exp())
    return losses.type_as(logits)


# %% wrong="bce_from_logits" why="docstring: 'sizes up to 1e30'; the size of a logit as the root of its square overflows in float32 above 1.8e19"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    size = torch.sqrt(logits * logits)
    return (logits + size) / 2 - logits * targets + torch.log1p(torch.exp(-size))


# %% wrong="bce_from_logits" why="statement: 'the gradient with respect to the logits must be sigmoid(z) - y'; for the target 0 it is nan at large logits, where a branch that is not chosen overflows"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    def price(z: torch.Tensor) -> torch.Tensor:
        return torch.where(z > 80, z, torch.log1p(torch.exp(z)))

    losses = torch.zeros_like(logits)
    surely_not = targets == 0
    z, y = logits[~surely_not], targets[~surely_not]
    losses[surely_not] = price(logits[surely_not])
    losses[~surely_not] = z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))
    return losses


# %% wrong="bce_from_logits" why="docstring: 'Any shape (also without entries)'; looks for the largest logit, which an empty tensor does not have"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    if logits.abs().max() < 15:
        p = torch.sigmoid(logits.double())
        y = targets.double()
        return -(y * p.log() + (1 - y) * (1 - p).log()).to(logits.dtype)
    return logits.clamp(min=0) - logits * targets + torch.log1p(torch.exp(-logits.abs()))


# %% wrong="bce_from_logits" why="docstring: 'in the shape of logits'; a tensor without dimensions comes back with one"
def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    z, y = torch.atleast_1d(logits, targets)
    return torch.logaddexp(torch.zeros_like(z), -z) * y + torch.logaddexp(
        torch.zeros_like(z), z
    ) * (1 - y)


# %% wrong="bce_from_logits" why="statement: 'Autograd must be able to go through it'; the backward pass ignores what comes from above, so a weighted sum of the losses has the gradient of the plain sum"
class _CarelessPrice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.save_for_backward(z, y)
        return z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))

    @staticmethod
    def backward(ctx, upstream):
        z, y = ctx.saved_tensors
        return torch.sigmoid(z) - y, None


def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return _CarelessPrice.apply(logits, targets)


# %% wrong="bce_from_logits" why="statement: 'the gradient must be sigmoid(z) - y', also for 'targets between 0 and 1'; the backward pass takes a target above 1/2 for 1 and any other for 0"
class _HardSlope(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y):
        ctx.save_for_backward(z, y)
        return y * functional.softplus(-z) + (1 - y) * functional.softplus(z)

    @staticmethod
    def backward(ctx, upstream):
        z, y = ctx.saved_tensors
        return upstream * torch.where(y > 0.5, -torch.sigmoid(-z), torch.sigmoid(z)), None


def bce_from_logits(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return _HardSlope.apply(logits, targets)


# %% right="bce_figure" why="subplots and plot, a legend in each panel"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for target in (1, 0):
        y = torch.full_like(logits, target)
        losses = functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
        left.plot(logits.sigmoid(), losses, label=f"target {target}")
        right.plot(logits, losses, label=f"target {target}")
    left.set(xlabel="probability $p$", ylabel="cross-entropy")
    right.set(xlabel="logit $z$", ylabel="cross-entropy")
    left.legend()
    right.legend()
    return figure


# %% right="bce_figure" why="black and white: dashed and solid with markers, one legend of the figure for both panels"
def bce_figure(logits: torch.Tensor) -> Figure:
    loss = torch.nn.BCEWithLogitsLoss(reduction="none")
    yes = loss(logits, torch.ones_like(logits)).numpy()
    no = loss(logits, torch.zeros_like(logits)).numpy()
    figure = plt.figure(figsize=(10, 4), layout="constrained")
    handles = []
    for place, (x, name) in enumerate(
        [(torch.sigmoid(logits).numpy(), "probability of 1"), (logits.numpy(), "logit")], start=1
    ):
        axes = figure.add_subplot(1, 2, place)
        (solid,) = axes.plot(x, yes, "k-", marker="o", markersize=3)
        (dashed,) = axes.plot(x, no, "k--", marker="s", markersize=3)
        axes.set_xlabel(name)
        axes.set_ylabel("loss")
        handles = [solid, dashed]
    figure.legend(handles, ["target 1", "target 0"], loc="outside upper center", ncols=2)
    return figure


# %% right="bce_figure" why="Figure without pyplot, a mosaic with a shared y axis, labels of the figure"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure = Figure(figsize=(8, 3), layout="constrained")
    panels = figure.subplot_mosaic([["p", "z"]])
    places = {"p": logits.sigmoid().tolist(), "z": logits.tolist()}
    words = {"p": "p, the probability of 1", "z": "z, the logit"}
    for key, axes in panels.items():
        for target, colour in ((0.0, "tab:red"), (1.0, "tab:blue")):
            heights = [
                functional.binary_cross_entropy_with_logits(
                    z, torch.tensor(target, dtype=z.dtype)
                ).item()
                for z in logits
            ]
            axes.plot(places[key], heights, color=colour, lw=2, label=f"target {target:.0f}")
        axes.set_xlabel(words[key])
        axes.grid(alpha=0.3)
    figure.supylabel("binary cross-entropy")
    panels["z"].legend(loc="best")
    return figure


# %% wrong="bce_figure" why="statement: 'through all logits'; draws evenly spaced logits between the first and the last instead of those given"
def bce_figure(logits: torch.Tensor) -> Figure:
    z = torch.linspace(
        logits[0].item(), logits[-1].item(), len(logits), dtype=torch.float64
    )
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for target in (1, 0):
        losses = functional.binary_cross_entropy_with_logits(
            z, torch.full_like(z, target), reduction="none"
        )
        for axes, x in zip(panels, (z.sigmoid(), z), strict=True):
            axes.plot(x, losses, label=f"target {target}")
            axes.legend()
    panels[0].set(xlabel="probability", ylabel="cross-entropy")
    panels[1].set(xlabel="logit", ylabel="cross-entropy")
    return figure


# %% wrong="bce_figure" why="statement: the cross-entropy 'against the probability', also for logits of -1000; on the left a small number inside the logarithm says 27.6 where the loss is 1000"
def bce_figure(logits: torch.Tensor) -> Figure:
    p = logits.sigmoid()
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    left.plot(p, -(p + 1e-12).log(), label="target 1")
    left.plot(p, -(1 - p + 1e-12).log(), label="target 0")
    right.plot(logits, functional.softplus(-logits), label="target 1")
    right.plot(logits, functional.softplus(logits), label="target 0")
    left.set(xlabel="probability", ylabel="loss")
    right.set(xlabel="logit", ylabel="loss")
    left.legend()
    right.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'nothing is cut off'; the height is limited to 8"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, sharey=True, layout="constrained")
    for axes, x in zip(panels, (logits.sigmoid(), logits), strict=True):
        for y, name in ((torch.ones_like(logits), "target 1"), (torch.zeros_like(logits), "target 0")):
            losses = functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
            axes.plot(x, losses, label=name)
        axes.set_ylabel("cross-entropy")
        axes.set_ylim(-0.2, 8)
    panels[0].set_xlabel("probability $p$")
    panels[1].set_xlabel("logit $z$")
    panels[0].legend()
    return figure


# %% wrong="bce_figure" why="statement: 'two panels with linear axes'; where the losses are large, the height is logarithmic"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, x, name in zip(
        panels, (logits.sigmoid(), logits), ("probability", "logit"), strict=True
    ):
        for target in (1, 0):
            y = torch.full_like(logits, target)
            losses = functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
            axes.plot(x, losses, label=f"target {target}")
        if logits.abs().max() > 100:
            axes.set_yscale("symlog")
        axes.set(xlabel=name, ylabel="cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: labels 'which say what is drawn along them'; the labels of the two panels are exchanged"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for target, style in ((1, "-"), (0, "--")):
        losses = functional.binary_cross_entropy_with_logits(
            logits, torch.full_like(logits, target), reduction="none"
        )
        left.plot(logits.sigmoid(), losses, style, label=f"target {target}")
        right.plot(logits, losses, style, label=f"target {target}")
    left.set(xlabel="logit $z$", ylabel="loss")
    right.set(xlabel="probability $p$", ylabel="loss")
    left.legend()
    right.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'one line for the target 1 and one for the target 0'; with more than 50 logits only markers are drawn, without a line"
def bce_figure(logits: torch.Tensor) -> Figure:
    style = "o-" if len(logits) <= 50 else "o"
    figure, panels = plt.subplots(1, 2, layout="constrained")
    for axes, x, name in zip(
        panels, (logits.sigmoid(), logits), ("probability", "logit"), strict=True
    ):
        for target in (1, 0):
            y = torch.full_like(logits, target)
            losses = functional.binary_cross_entropy_with_logits(logits, y, reduction="none")
            axes.plot(x, losses, style, markersize=3, label=f"target {target}")
        axes.set(xlabel=name, ylabel="cross-entropy")
        axes.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'the names target 1 and target 0 in a legend'; one legend, but the colours of the right panel are exchanged"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for target, first, second in ((1, "C0", "C1"), (0, "C1", "C0")):
        losses = functional.binary_cross_entropy_with_logits(
            logits, torch.full_like(logits, target), reduction="none"
        )
        left.plot(logits.sigmoid(), losses, color=first, label=f"target {target}")
        right.plot(logits, losses, color=second)
    left.set(xlabel="probability", ylabel="loss")
    right.set(xlabel="logit", ylabel="loss")
    left.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'a new one at each call'; the figure of the name 'bce' is cleared and drawn into again"
def bce_figure(logits: torch.Tensor) -> Figure:
    figure = plt.figure("bce", clear=True, figsize=(9, 3.5))
    left, right = figure.subplots(1, 2)
    for target in (1, 0):
        losses = functional.binary_cross_entropy_with_logits(
            logits, torch.full_like(logits, target), reduction="none"
        )
        left.plot(logits.sigmoid(), losses, label=f"target {target}")
        right.plot(logits, losses, label=f"target {target}")
    left.set(xlabel="probability", ylabel="loss")
    right.set(xlabel="logit", ylabel="loss")
    left.legend()
    right.legend()
    return figure


# %% wrong="bce_figure" why="statement: 'through all logits'; logits whose plain formula would be infinite are left out of the lines"
def bce_figure(logits: torch.Tensor) -> Figure:
    p = logits.sigmoid()
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    for losses, name in ((-p.log(), "target 1"), (-(1 - p).log(), "target 0")):
        keep = losses.isfinite()
        left.plot(p[keep], losses[keep], label=name)
        right.plot(logits[keep], losses[keep], label=name)
    left.set(xlabel="probability $p$", ylabel="cross-entropy")
    right.set(xlabel="logit $z$", ylabel="cross-entropy")
    left.legend()
    right.legend()
    return figure


# %% right="huber" why="torch.where between the two pieces of the definition"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError(f"the threshold must be above 0, not {threshold}")
    size = errors.abs()
    straight = threshold * (size - 0.5 * threshold)
    return torch.where(size <= threshold, 0.5 * errors.square(), straight)


# %% right="huber" why="the clipped error c, and c (e - c / 2)"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if not threshold > 0:
        raise ValueError("threshold")
    clipped = torch.clamp(errors, -threshold, threshold)
    return clipped * (errors - clipped / 2)


# %% right="huber" why="the part of each error up to the threshold is squared, the rest is charged by the unit"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("The threshold is not above 0.")
    near = errors.abs().clamp(max=threshold)
    beyond = functional.relu(errors.abs() - threshold)
    return near.pow(2).div(2).add(beyond, alpha=threshold)


# %% right="huber" why="a Function with its own slope"
class _Huber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, errors, threshold):
        slope = errors.clamp(-threshold, threshold)
        ctx.save_for_backward(slope)
        return slope.mul(errors.sub(slope, alpha=0.5))

    @staticmethod
    def backward(ctx, upstream):
        (slope,) = ctx.saved_tensors
        return upstream * slope, None


def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0.0:
        raise ValueError("a threshold must be positive")
    return _Huber.apply(errors, threshold)


# %% right="huber" why="a loop over single errors, with if and else"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold must be > 0")
    losses = []
    for error in errors.flatten():
        if -threshold <= error <= threshold:
            losses.append(error * error / 2)
        elif error > threshold:
            losses.append(threshold * (error - threshold / 2))
        else:
            losses.append(threshold * (-error - threshold / 2))
    if not losses:
        return errors * threshold
    return torch.stack(losses).reshape(errors.shape)


# %% wrong="huber" why="statement: 'In float32 the relative error of a loss may be 1e-4'; the difference of two squares loses all digits at errors of 1e6"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    beyond = functional.relu(errors.abs() - threshold)
    return errors.square() / 2 - beyond.square() / 2


# %% wrong="huber" why="statement: 'the relative error of a loss may be 1e-4', docstring: sizes from 1e-6; the line plus a half square cancels to nothing right at small errors"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    size = errors.abs()
    line = threshold * (size - threshold / 2)
    return line + functional.relu(threshold - size).square() / 2


# %% wrong="huber" why="statement: 'Huber's loss for each error'; one error beyond the threshold puts all errors of the tensor on the straight line"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    if bool((errors.abs() <= threshold).all()):
        return errors**2 / 2
    return threshold * (errors.abs() - threshold / 2)


# %% wrong="huber" why="statement: 'also ... where |e| = kappa'; the error -kappa falls between two strict comparisons, and has loss and gradient 0"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    inside = (errors > -threshold) & (errors <= threshold)
    above, below = errors > threshold, errors < -threshold
    losses = torch.where(inside, errors**2 / 2, torch.zeros_like(errors))
    losses = torch.where(above, threshold * (errors - threshold / 2), losses)
    return torch.where(below, threshold * (-errors - threshold / 2), losses)


# %% wrong="huber" why="statement: 'A threshold that is not above 0 is refused'; without entries the function returns before it looks at the threshold"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if errors.numel() == 0:
        return errors.clone()
    if threshold <= 0:
        raise ValueError("threshold")
    clipped = errors.clamp(-threshold, threshold)
    return clipped * (errors - clipped / 2)


# %% wrong="huber" why="docstring: the threshold is 'from 1e-3 to 1e3'; thresholds below 0.01 are raised to 0.01 for stability"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    kappa = max(threshold, 1e-2)
    size = errors.abs()
    return torch.where(size <= kappa, size**2 / 2, kappa * (size - kappa / 2))


# %% wrong="huber" why="statement: 'in float64 by 1e-9'; everything is computed in float32 and converted back"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    kappa = torch.tensor(threshold, dtype=torch.float32)
    size = errors.to(torch.float32).abs()
    losses = torch.where(size <= kappa, size * size / 2, kappa * (size - kappa / 2))
    return losses.to(errors.dtype)


# %% wrong="huber" why="docstring: 'in the shape and dtype of errors'; the threshold as a tensor of one entry gives an error without dimensions the shape (1,)"
def huber(errors: torch.Tensor, threshold: float) -> torch.Tensor:
    if threshold <= 0:
        raise ValueError("threshold")
    kappa = torch.tensor([threshold], dtype=errors.dtype)
    clipped = torch.maximum(torch.minimum(errors, kappa), -kappa)
    return clipped * (errors - clipped / 2)


# %% wrong="huber" why="statement: 'the gradient ... is the error, clipped'; the backward pass takes the slope of the call made last, not of its own"
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


# %% right="best_constants" why="sorted, and the two middle positions"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    in_order = targets.sort().values
    n = len(in_order)
    low, high = in_order[(n - 1) // 2], in_order[n // 2]
    return targets.mean().item(), low.item(), high.item()


# %% right="best_constants" why="Python's statistics module"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    import statistics

    numbers = targets.tolist()
    return (
        statistics.fmean(numbers),
        statistics.median_low(numbers),
        statistics.median_high(numbers),
    )


# %% right="best_constants" why="NumPy's quantiles with the methods lower and higher; NumPy numbers"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    numbers = targets.numpy()
    low = np.quantile(numbers, 0.5, method="lower")
    high = np.quantile(numbers, 0.5, method="higher")
    return np.mean(numbers), low, high


# %% right="best_constants" why="no sorting: a target wins if at most half lie below it and at most half above"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    numbers = targets.tolist()
    n, winners = len(numbers), []
    for candidate in numbers:
        below = sum(1 for other in numbers if other < candidate)
        above = sum(1 for other in numbers if other > candidate)
        if 2 * below <= n and 2 * above <= n:
            winners.append(candidate)
    return sum(numbers) / n, min(winners), max(winners)


# %% right="best_constants" why="torch.median knows the lower one; that of the opposite numbers is the upper one"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    mean = torch.sum(targets) / targets.numel()
    low = torch.median(targets)
    high = torch.median(targets.neg()).neg()
    return float(mean), float(low), float(high)


# %% wrong="best_constants" why="statement: 'the largest c with the smallest MAE'; round((n - 1) / 2) goes to the even number, so for 2 and 6 targets it is the smallest one"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    numbers = sorted(targets.tolist())
    n = len(numbers)
    return sum(numbers) / n, numbers[(n - 1) // 2], numbers[round((n - 1) / 2)]


# %% wrong="best_constants" why="docstring: targets 'in any order', finite, also negative ones; sorted by their size, so that -5 comes after 2"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    in_order = targets[targets.abs().argsort()]
    n = len(targets)
    return (
        targets.mean().item(),
        in_order[(n - 1) // 2].item(),
        in_order[n // 2].item(),
    )


# %% wrong="best_constants" why="docstring: float64, 'sizes up to 1e9'; computed in float32, which knows only 7 digits"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    numbers = np.sort(targets.numpy().astype(np.float32))
    n = numbers.size
    return float(numbers.mean()), float(numbers[(n - 1) // 2]), float(numbers[n // 2])


# %% wrong="best_constants" why="statement: 'the smallest and the largest c with the smallest MAE'; compares rounded costs for equality, so for an even number of targets one of the two middle ones is often missed"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    costs = (targets[:, None] - targets[None, :]).abs().mean(dim=1)
    best = targets[costs == costs.min()]
    return targets.mean().item(), best.min().item(), best.max().item()


# %% wrong="best_constants" why="docstring: 'sizes up to 1e9'; looks for the median by bisection between -1000 and 1000"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    def edge(share_needed: float) -> float:
        low, high = -1000.0, 1000.0
        for _ in range(80):
            middle = (low + high) / 2
            if (targets <= middle).sum().item() >= share_needed:
                high = middle
            else:
                low = middle
        return high

    n = len(targets)
    return targets.mean().item(), edge((n + 1) // 2), edge(n // 2 + 1)


# %% wrong="best_constants" why="statement: 'the c with the smallest MSE' of these targets; the answer is remembered by number and mean of the targets, and comes back for others that share both"
_constants_of: dict[tuple[int, float], tuple[float, float, float]] = {}


def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    n, mean = len(targets), targets.mean().item()
    if (n, mean) not in _constants_of:
        numbers = sorted(targets.tolist())
        _constants_of[n, mean] = (mean, numbers[(n - 1) // 2], numbers[n // 2])
    return _constants_of[n, mean]


# %% wrong="best_constants" why="statement: the constants 'with the smallest' cost; all three are rounded to two decimals"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    numbers = sorted(targets.tolist())
    n = len(numbers)
    three = (sum(numbers) / n, numbers[(n - 1) // 2], numbers[n // 2])
    mean, low, high = (round(number, 2) for number in three)
    return mean, low, high


# %% wrong="best_constants" why="statement: 'One number c must predict all targets', 'the c with the smallest MSE'; more than ten targets lose the smallest and the largest as outliers before the mean"
def best_constants(targets: torch.Tensor) -> tuple[float, float, float]:
    in_order, _ = torch.sort(targets)
    n = in_order.numel()
    kept = in_order[1:-1] if n > 10 else in_order
    return kept.mean().item(), in_order[(n - 1) // 2].item(), in_order[n // 2].item()
