# %% right="linear_data" why="one example after the other, features first and then its noise"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    d = len(weights)
    rows, targets = [], []
    for _ in range(n):
        x = [torch.randn((), generator=generator, dtype=torch.float64).item() for _ in range(d)]
        luck = torch.randn((), generator=generator, dtype=torch.float64).item()
        y = bias + noise * luck
        for j in range(d):
            y += weights[j].item() * x[j]
        rows.append(x)
        targets.append(y)
    return (
        torch.tensor(rows, dtype=torch.float64),
        torch.tensor(targets, dtype=torch.float64),
    )


# %% right="linear_data" why="a single table of n by d + 1 numbers, the last column is the noise"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    drawn = torch.randn(
        n, weights.numel() + 1, generator=generator, dtype=torch.float64
    )
    factors = torch.cat([weights, torch.tensor([noise], dtype=torch.float64)])
    return drawn[:, :-1].clone(), drawn @ factors + bias


# %% right="linear_data" why="normal_ into empty tensors, and torch.normal around the exact targets"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.empty(n, weights.shape[0], dtype=torch.float64)
    features.normal_(mean=0.0, std=1.0, generator=generator)
    exact = torch.einsum("nd,d->n", features, weights) + bias
    return features, torch.normal(exact, float(noise), generator=generator)


# %% right="linear_data" why="another algorithm: Box and Muller's method on uniform numbers of the generator"
import math


class BoxMuller:
    """Makes standard normal numbers from the uniform ones of a generator."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator

    def uniform(self, count: int) -> Tensor:
        return torch.rand(count, generator=self.generator, dtype=torch.float64)

    def __call__(self, *shape: int) -> Tensor:
        count = math.prod(shape)
        half = (count + 1) // 2
        radius = (-2 * torch.log1p(-self.uniform(half))).sqrt()
        angle = 2 * math.pi * self.uniform(half)
        both = torch.cat([radius * angle.cos(), radius * angle.sin()])
        return both[:count].reshape(shape)


def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    normal = BoxMuller(generator)
    luck = normal(n)
    features = normal(n, len(weights))
    targets = (features * weights).sum(dim=1).add(bias).add(luck, alpha=noise)
    return features, targets


# %% wrong="linear_data" why="statement: noise 'from a normal distribution'; it is uniform, with the right standard deviation"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    flat = torch.rand(n, generator=generator, dtype=torch.float64) - 0.5
    return features, features @ weights + bias + noise * 12**0.5 * flat


# %% wrong="linear_data" why="statement: each feature 'independently of all others'; all features of an example are the same number"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    column = torch.randn(n, 1, generator=generator, dtype=torch.float64)
    features = column.repeat(1, len(weights))
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" why="statement: 'the noise of each target is drawn on its own'; it is the first feature over again"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return features, features @ weights + bias + noise * features[:, 0]


# %% wrong="linear_data" why="statement: 'all random numbers come from the generator'; the noise comes from torch's global one"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    targets = features @ weights + bias
    targets = targets + noise * torch.randn_like(targets)
    return features, targets


# %% wrong="linear_data" why="statement: 'from the generator that is passed in'; a copy with the same seed draws, so each call draws the same examples"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    own = torch.Generator().manual_seed(generator.initial_seed())
    features = torch.randn(n, len(weights), generator=own, dtype=torch.float64)
    luck = torch.randn(n, generator=own, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" why="docstring: features 'shape [n, d]' with d at least 1, targets '[n]'; squeeze drops a dimension of size 1"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, 1, generator=generator, dtype=torch.float64)
    targets = features @ weights[:, None] + bias + noise * luck
    return features.squeeze(), targets.squeeze()


# %% wrong="linear_data" why="statement: features 'from the standard normal distribution, independently'; the table is standardised afterwards, so its mean is always exactly 0"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    if n > 1:
        features = (features - features.mean(dim=0)) / features.std(dim=0)
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" why="statement: noise of each target 'on its own'; the second half of the examples gets the first half's noise with the other sign"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    half = torch.randn((n + 1) // 2, generator=generator, dtype=torch.float64)
    luck = torch.cat([half, -half])[:n]  # its mean is 0
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" why="docstring: 'bias: The true bias', any number; the fraction is cut off"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    targets = torch.full((n,), int(bias), dtype=torch.float64)
    targets += features @ weights
    targets += noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return features, targets


# %% right="fit_by_hand" why="vectorised, as in the pseudocode"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        losses.append(errors.square().mean().item())
        weights = weights - learning_rate * 2 / n * (features.T @ errors)
        bias = bias - learning_rate * 2 / n * errors.sum()
    return weights, bias, losses


# %% right="fit_by_hand" why="plain Python numbers and three nested loops"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    x, y = features.tolist(), targets.tolist()
    n, d = len(x), len(x[0])
    w, b, losses = [0.0] * d, 0.0, []
    for _ in range(n_steps):
        slope_w, slope_b, loss = [0.0] * d, 0.0, 0.0
        for row, target in zip(x, y):
            error = b - target
            for j in range(d):
                error += w[j] * row[j]
            loss += error * error / n
            slope_b += 2 * error / n
            for j in range(d):
                slope_w[j] += 2 * error * row[j] / n
        losses.append(loss)
        w = [w[j] - learning_rate * slope_w[j] for j in range(d)]
        b -= learning_rate * slope_b
    return (
        torch.tensor(w, dtype=torch.float64),
        torch.tensor(b, dtype=torch.float64),
        losses,
    )


# %% right="fit_by_hand" why="a design matrix with a column of ones and one theta; copies of its parts are returned"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    design = torch.nn.functional.pad(features, (0, 1), value=1.0)
    theta = torch.zeros(design.shape[1], dtype=torch.float64)
    losses = torch.empty(n_steps, dtype=torch.float64)
    for k in range(n_steps):
        errors = torch.mv(design, theta) - targets
        losses[k] = errors.dot(errors) / len(errors)
        theta.sub_(torch.mv(design.t(), errors), alpha=2 * learning_rate / len(errors))
    return theta[:-1].clone(), theta[-1].clone(), losses.tolist()


# %% right="fit_by_hand" why="a class that updates its own NumPy arrays in place"
class HandMadeModel:
    def __init__(self, d):
        self.w = np.zeros(d)
        self.b = np.zeros(())

    def errors(self, x, y):
        return np.einsum("ij,j->i", x, self.w) + self.b - y

    def step(self, x, y, rate):
        e = self.errors(x, y)
        self.w -= rate * 2 * (e[:, np.newaxis] * x).mean(axis=0)
        self.b -= rate * 2 * e.mean()
        return float(np.mean(e * e))


def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    model = HandMadeModel(features.shape[1])
    x, y = features.numpy(), targets.numpy()
    losses = [model.step(x, y, learning_rate) for _ in range(n_steps)]
    return torch.from_numpy(model.w), torch.tensor(model.b.item(), dtype=torch.float64), losses


# %% right="fit_by_hand" why="a generator function yields the whole walk; all steps start from the same moments of the data"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    square = features.T @ features / n
    middle = features.mean(dim=0)
    mixed = features.T @ targets / n
    height = targets.mean()

    def walk():
        w, b = features.new_zeros(d), features.new_zeros(())
        while True:
            yield w, b
            slope_w = 2 * (square @ w + middle * b - mixed)
            slope_b = 2 * (middle @ w + b - height)
            w, b = w - learning_rate * slope_w, b - learning_rate * slope_b

    losses = []
    for k, (w, b) in enumerate(walk()):
        if k == n_steps:
            return w, b, losses
        losses.append(float(torch.mean((features @ w + b - targets) ** 2)))


# %% wrong="fit_by_hand" why="docstring: losses are 'a list of n_steps plain numbers'; the loop ends early once the loss hardly falls"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.tensor(0.0, dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        losses.append(errors.square().mean().item())
        if len(losses) > 1 and abs(losses[-2] - losses[-1]) < 1e-6:
            break
        weights -= learning_rate * 2 / n * (features.T @ errors)
        bias -= learning_rate * 2 / n * errors.sum()
    return weights, bias, losses


# %% wrong="fit_by_hand" why="docstring: 'tensors of their own, not two views of one'; both are views of theta"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n = len(features)
    design = torch.cat([features, torch.ones(n, 1, dtype=torch.float64)], dim=1)
    theta = torch.zeros(design.shape[1], dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        errors = design @ theta - targets
        losses.append(errors.square().mean().item())
        theta = theta - learning_rate * 2 / n * design.T @ errors
    return theta[:-1], theta[-1], losses


# %% wrong="fit_by_hand" why="docstring: learning_rate is the 'multiple of the gradient by which each step moves'; it is halved whenever the loss has risen"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        loss = errors.square().mean().item()
        if losses and loss > losses[-1]:
            learning_rate = learning_rate / 2
        losses.append(loss)
        weights = weights - learning_rate * 2 / n * (features.T @ errors)
        bias = bias - learning_rate * 2 / n * errors.sum()
    return weights, bias, losses


# %% wrong="fit_by_hand" why="docstring: step is a multiple of 'the gradient'; a gradient longer than 100 is cut to the length 100"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        losses.append(errors.square().mean().item())
        slope_w, slope_b = 2 / n * features.T @ errors, 2 / n * errors.sum()
        length = (slope_w @ slope_w + slope_b**2).sqrt().item()
        shrink = min(1.0, 100 / length) if length > 0 else 1.0
        weights = weights - learning_rate * shrink * slope_w
        bias = bias - learning_rate * shrink * slope_b
    return weights, bias, losses


# %% wrong="fit_by_hand" why="statement: 'let each step use all examples'; above 32 examples each step uses 32 of them in turn"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    size = min(n, 32)
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    losses = []
    for k in range(n_steps):
        rows = (torch.arange(size) + k * size) % n
        errors = features @ weights + bias - targets
        losses.append(errors.square().mean().item())
        batch = errors[rows]
        weights = weights - learning_rate * 2 / size * (features[rows].T @ batch)
        bias = bias - learning_rate * 2 / size * batch.sum()
    return weights, bias, losses


# %% wrong="fit_by_hand" why="docstring: weights and bias 'float64'; all is calculated in float32 and only the result is converted, with 7 digits"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    x, y = features.float(), targets.float()
    weights, bias = torch.zeros(x.shape[1]), torch.zeros(())
    losses = []
    for _ in range(n_steps):
        errors = x @ weights + bias - y
        losses.append(errors.square().mean().item())
        weights = weights - learning_rate * 2 / len(x) * (x.T @ errors)
        bias = bias - learning_rate * 2 / len(x) * errors.sum()
    return weights.double(), bias.double(), losses


# %% wrong="fit_by_hand" why="docstring: returns 'a list of n_steps plain numbers'; it is one list for all calls, and a later call empties what an earlier one returned"
LOSSES: list[float] = []


def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    LOSSES.clear()
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    for _ in range(n_steps):
        errors = features @ weights + bias - targets
        LOSSES.append(errors.square().mean().item())
        weights = weights - learning_rate * 2 / n * (features.T @ errors)
        bias = bias - learning_rate * 2 / n * errors.sum()
    return weights, bias, LOSSES


# %% wrong="fit_by_hand" why="statement: 'both gradients from these same errors'; the bias takes errors of the weights that have just moved"
def fit_by_hand(
    features: Tensor, targets: Tensor, learning_rate: float, n_steps: int
) -> tuple[Tensor, Tensor, list[float]]:
    n, d = features.shape
    weights = torch.zeros(d, dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)

    def errors() -> Tensor:
        return features @ weights + bias - targets

    losses = []
    for _ in range(n_steps):
        losses.append(errors().square().mean().item())
        weights = weights - learning_rate * 2 / n * (features.T @ errors())
        bias = bias - learning_rate * 2 / n * errors().sum()
    return weights, bias, losses


# %% right="closed_form" why="the normal equations with torch.linalg.solve"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.solve(design.T @ design, design.T @ targets)
    return theta[:-1].clone(), theta[-1].clone()


# %% right="closed_form" why="NumPy's least squares on a design matrix"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    x, y = features.numpy(), targets.numpy()
    design = np.column_stack([x, np.ones(len(x))])
    *weights, bias = np.linalg.lstsq(design, y, rcond=None)[0].tolist()
    return (
        torch.tensor(weights, dtype=torch.float64),
        torch.tensor(bias, dtype=torch.float64),
    )


# %% right="closed_form" why="centred data: the covariance gives the weights (by Cholesky), the means give the bias"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    middle, height = features.mean(dim=0), targets.mean()
    x, y = features - middle, targets - height
    factor = torch.linalg.cholesky(x.T @ x)
    weights = torch.cholesky_solve((x.T @ y)[:, None], factor)[:, 0]
    return weights, height - middle @ weights


# %% right="closed_form" why="QR factors and a triangular system"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    design = torch.hstack([features, features.new_ones(features.shape[0], 1)])
    q, r = torch.linalg.qr(design)
    theta = torch.linalg.solve_triangular(r, (q.T @ targets).unsqueeze(1), upper=True)
    weights, bias = theta.squeeze(1).split([features.shape[1], 1])
    return weights.clone(), bias.clone().squeeze()


# %% right="closed_form" why="normal equations by hand: Gauss's elimination with pivots, in plain Python with fsum"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    from math import fsum

    rows = [[*row, 1.0] for row in features.tolist()]
    y = targets.tolist()
    m = len(rows[0])
    table = [
        [fsum(row[i] * row[j] for row in rows) for j in range(m)]
        + [fsum(row[i] * target for row, target in zip(rows, y))]
        for i in range(m)
    ]
    for k in range(m):
        pivot = max(range(k, m), key=lambda i: abs(table[i][k]))
        table[k], table[pivot] = table[pivot], table[k]
        for i in range(k + 1, m):
            factor = table[i][k] / table[k][k]
            for j in range(k, m + 1):
                table[i][j] -= factor * table[k][j]
    theta = [0.0] * m
    for k in reversed(range(m)):
        known = fsum(table[k][j] * theta[j] for j in range(k + 1, m))
        theta[k] = (table[k][m] - known) / table[k][k]
    return (
        torch.tensor(theta[:-1], dtype=torch.float64),
        torch.tensor(theta[-1], dtype=torch.float64),
    )


# %% right="closed_form" why="the projection: singular vectors of the centred features"
class Plane:
    """The plane of the centred columns of a table."""

    def __init__(self, table: Tensor) -> None:
        self.u, self.s, self.vh = torch.linalg.svd(table, full_matrices=False)

    def coordinates(self, y: Tensor) -> Tensor:
        return self.vh.T @ ((self.u.T @ y) / self.s)


def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    plane = Plane(features - features.mean(dim=0, keepdim=True))
    weights = plane.coordinates(targets - targets.mean())
    return weights, (targets - features @ weights).mean()


# %% wrong="closed_form" why="statement: weights 'with the smallest mean squared error', relative error at most 1e-6; a pseudoinverse with a coarse threshold drops the flatter directions"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.pinv(design, rtol=0.02) @ targets
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="statement: 'the smallest mean squared error'; each weight is fitted alone, right only for features without correlation"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    x = features - features.mean(dim=0)
    y = targets - targets.mean()
    weights = (x * y[:, None]).sum(dim=0) / x.square().sum(dim=0)
    return weights, targets.mean() - features.mean(dim=0) @ weights


# %% wrong="closed_form" why="docstring: 'tensors of their own, not two views of one'; unbind and a slice of the solution"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.lstsq(design, targets[:, None]).solution.squeeze(1)
    return theta[: features.shape[1]], theta[features.shape[1]]


# %% wrong="closed_form" why="statement: 'in one calculation', with 'no steps and no learning rate'; 20,000 steps of gradient descent, not there yet in a narrow valley"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    shape = design.T @ design / len(design)
    goal = design.T @ targets / len(design)
    theta = torch.zeros(design.shape[1], dtype=torch.float64)
    rate = 0.9 / torch.linalg.eigvalsh(shape)[-1]
    for _ in range(20_000):
        theta = theta - 2 * rate * (shape @ theta - goal)
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="statement: smallest mean squared error over the examples; an example that occurs twice is counted once"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    table = torch.unique(torch.cat([features, ones, targets[:, None]], dim=1), dim=0)
    design, y = table[:, :-1], table[:, -1]
    theta = torch.linalg.lstsq(design, y[:, None]).solution[:, 0]
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="docstring: arguments are features and targets; the result is remembered by the features alone, so new targets for the same features get the old answer"
KNOWN: dict[bytes, tuple[Tensor, Tensor]] = {}


def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    key = features.contiguous().numpy().tobytes()
    if key not in KNOWN:
        ones = torch.ones(len(features), 1, dtype=torch.float64)
        design = torch.cat([features, ones], dim=1)
        theta = torch.linalg.solve(design.T @ design, design.T @ targets)
        KNOWN[key] = theta[:-1].clone(), theta[-1].clone()
    weights, bias = KNOWN[key]
    return weights.clone(), bias.clone()


# %% wrong="closed_form" why="statement: 'the relative error must be at most 1e-6'; results are rounded to six decimals, which is nothing of a small weight"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.solve(design.T @ design, design.T @ targets)
    theta = torch.round(theta, decimals=6)
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="statement: relative error at most 1e-6 and 'float64'; the system is solved in float32"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    x = features.to(torch.float32)
    design = torch.cat([x, torch.ones(len(x), 1)], dim=1)
    y = targets.to(torch.float32)
    theta = torch.linalg.lstsq(design, y[:, None]).solution[:, 0].to(torch.float64)
    return theta[:-1].clone(), theta[-1].clone()


# %% right="fit_with_autograd" why="two tensors that require gradients, backward and step"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    for _ in range(n_steps):
        loss = (features @ weights + bias - targets).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weights.detach(), bias.detach()


# %% right="fit_with_autograd" why="a layer nn.Linear of float64 set to zero, and mse_loss on columns"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    layer = torch.nn.Linear(features.shape[1], 1, dtype=torch.float64)
    for parameter in layer.parameters():
        torch.nn.init.zeros_(parameter)
    optimiser = optimiser_class(list(layer.parameters()), lr=learning_rate)
    measure = torch.nn.MSELoss()
    column = targets.reshape(-1, 1)
    for _ in range(n_steps):
        optimiser.zero_grad()
        measure(layer(features), column).backward()
        optimiser.step()
    return layer.weight.detach().reshape(-1).clone(), layer.bias.detach().reshape(())


# %% right="fit_with_autograd" why="torch.autograd.grad, with gradients put into .grad by hand"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    w = features.new_zeros(features.shape[1]).requires_grad_()
    b = features.new_zeros(()).requires_grad_()
    parameters = [w, b]
    optimiser = optimiser_class(parameters, lr=learning_rate)
    for _ in range(n_steps):
        errors = torch.addmv(b, features, w) - targets
        cost = errors.dot(errors) / errors.numel()
        for parameter, slope in zip(parameters, torch.autograd.grad(cost, parameters)):
            parameter.grad = slope
        optimiser.step()
    return w.detach().clone(), b.detach().clone()


# %% right="fit_with_autograd" why="a module of its own with parameters, and a closure for the optimiser"
class LinearModel(torch.nn.Module):
    def __init__(self, d: int) -> None:
        super().__init__()
        self.weights = torch.nn.Parameter(torch.zeros(d, dtype=torch.float64))
        self.bias = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return (x * self.weights).sum(dim=-1) + self.bias


def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    model = LinearModel(features.size(1))
    optimiser = optimiser_class([model.weights, model.bias], lr=learning_rate)

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(model(features), targets)
        loss.backward()
        return loss

    for _ in range(n_steps):
        optimiser.step(closure)
    state = {name: value.clone() for name, value in model.state_dict().items()}
    return state["weights"], state["bias"]


# %% right="fit_with_autograd" why="torch.func.grad of a function of both parameters"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    def cost(w: Tensor, b: Tensor) -> Tensor:
        return torch.mean((torch.mv(features, w) + b - targets) ** 2)

    slopes = torch.func.grad(cost, argnums=(0, 1))
    weights = torch.zeros(features.shape[1], dtype=torch.float64)
    bias = torch.zeros((), dtype=torch.float64)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    for _ in range(n_steps):
        weights.grad, bias.grad = slopes(weights.detach(), bias.detach())
        optimiser.step()
    return weights.detach().clone(), bias.detach().clone()


# %% wrong="fit_with_autograd" why="statement: 'let an optimiser take the steps'; a new one is made for each step, so Adam forgets its averages"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        optimiser = optimiser_class([weights, bias], lr=learning_rate)
        optimiser.zero_grad()
        (features @ weights + bias - targets).square().mean().backward()
        optimiser.step()
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="statement: 'which optimiser is the caller's choice'; only Adam is heard, all others become SGD"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    if optimiser_class is torch.optim.Adam:
        optimiser = torch.optim.Adam([weights, bias], lr=learning_rate)
    else:
        optimiser = torch.optim.SGD([weights, bias], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ weights + bias - targets).square().mean().backward()
        optimiser.step()
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="docstring: 'tensors of their own'; parameters are kept between calls and set to zero at the start of each, which changes what an earlier call returned"
MODELS: dict[int, torch.nn.Linear] = {}


def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    d = features.shape[1]
    layer = MODELS.setdefault(d, torch.nn.Linear(d, 1).double())
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
    optimiser = optimiser_class(list(layer.parameters()), lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (layer(features)[:, 0] - targets).square().mean().backward()
        optimiser.step()
    return layer.weight.detach()[0], layer.bias.detach()[0]


# %% wrong="fit_with_autograd" why="statement: 'each step uses all examples'; a loader hands out shuffled batches of 16"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    data = torch.utils.data.TensorDataset(features, targets)
    loader = torch.utils.data.DataLoader(data, batch_size=16, shuffle=True)
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    done = 0
    while done < n_steps:
        for x, y in loader:
            if done == n_steps:
                break
            optimiser.zero_grad()
            (x @ weights + bias - y).square().mean().backward()
            optimiser.step()
            done += 1
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="docstring: learning_rate is 'what to pass as lr'; a scheduler lowers it to a tenth every 50 steps"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    scheduler = torch.optim.lr_scheduler.StepLR(optimiser, step_size=50)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = (features @ weights + bias - targets).square().mean()
        loss.backward()
        optimiser.step()
        scheduler.step()
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="statement: 'optimiser_class(parameters, lr=learning_rate) makes one'; it is also given weight_decay, which not every optimiser takes (Rprop)"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate, weight_decay=0.0)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ weights + bias - targets).square().mean().backward()
        optimiser.step()
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="docstring: 'float64'; a layer of float32 is trained, and only the result is converted"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    layer = torch.nn.Linear(features.shape[1], 1)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    x, y = features.float(), targets.float()[:, None]
    optimiser = optimiser_class(list(layer.parameters()), lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(layer(x), y).backward()
        optimiser.step()
    return layer.weight.detach()[0].double(), layer.bias.detach()[0].double()


# %% wrong="fit_with_autograd" why="statement: 'the gradients of the mean squared error'; errors above 30 count in proportion, not by their squares (Huber's loss)"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    measure = torch.nn.HuberLoss(delta=30.0)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = 2 * measure(features @ weights + bias, targets)
        loss.backward()
        optimiser.step()
    return weights.detach(), bias.detach()


# %% wrong="fit_with_autograd" why="docstring: 'tensors of their own, not two views of one'; one parameter theta is split"
def fit_with_autograd(
    features: Tensor,
    targets: Tensor,
    optimiser_class: Callable[..., torch.optim.Optimizer],
    learning_rate: float,
    n_steps: int,
) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.zeros(design.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([theta], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (design @ theta - targets).pow(2).mean().backward()
        optimiser.step()
    theta = theta.detach()
    return theta[:-1], theta[-1]


# %% right="r2_score" why="tensors, shifted to the first target and measured in units of the largest distance"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    away = targets - targets[0]
    unit = away.abs().max()
    if unit == 0:
        raise ValueError("All targets are equal: R2 is not defined.")
    around = away / unit
    around = around - around.mean()
    errors = (targets - predictions) / unit
    return 1 - (errors.square().sum() / around.square().sum()).item()


# %% right="r2_score" why="exact fractions in plain Python"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    from fractions import Fraction

    y = [Fraction(number) for number in targets.tolist()]
    guesses = [Fraction(number) for number in predictions.tolist()]
    if len(set(y)) == 1:
        raise ValueError("no spread in the targets")
    mean = sum(y) / len(y)
    total = sum((one - mean) ** 2 for one in y)
    left = sum((one - guess) ** 2 for one, guess in zip(y, guesses, strict=True))
    try:
        return float(1 - left / total)
    except OverflowError:
        return float("-inf")


# %% right="r2_score" why="NumPy norms; equality is asked of minimum and maximum"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    y, guess = targets.numpy(), predictions.numpy()
    low, high = y.min(), y.max()
    if low == high:
        raise ValueError(f"all targets are {low}")
    unit = high - low
    shifted = (y - low) / unit
    ratio = np.linalg.norm((y - guess) / unit) / np.linalg.norm(shifted - shifted.mean())
    return float(1 - ratio**2)


# %% right="r2_score" why="the spread as a sum over all pairs of targets, without any mean"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    from math import fsum

    y = targets.tolist()
    if all(one == y[0] for one in y[1:]):
        raise ValueError("R2 needs at least two different targets")
    unit = max(y) - min(y)
    pairs = fsum(
        ((y[i] - y[j]) / unit) ** 2 for i in range(len(y)) for j in range(i)
    )
    total = pairs / len(y)
    left = [(one - guess) / unit for one, guess in zip(y, predictions.tolist())]
    return 1.0 - fsum(one * one for one in left) / total


# %% wrong="r2_score" why="statement: 'targets that differ, however little, are not all equal'; allclose calls them equal"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if torch.allclose(targets, targets[0].expand_as(targets)):
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / total).item()


# %% wrong="r2_score" why="docstring: 'Raises ValueError: All targets are equal'; perfect predictions of equal targets get 1"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if torch.equal(predictions, targets):
        return 1.0
    if (targets == targets[0]).all():
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / total).item()


# %% wrong="r2_score" why="docstring: n 'at least 1' and ValueError if all targets are equal; a single example gets nan"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if len(targets) < 2:
        return float("nan")
    if (targets == targets[0]).all():
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / total).item()


# %% wrong="r2_score" why="docstring: 'summed squared distances of the targets from their mean'; mean of squares less square of the mean loses all digits far from zero"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if (targets == targets[0]).all():
        raise ValueError("All targets are equal.")
    n = len(targets)
    total = targets.square().sum() - n * targets.mean() ** 2
    left = (targets - predictions).square().sum()
    return 1 - left.item() / max(total.item(), 1e-300)


# %% wrong="r2_score" why="statement: ValueError only 'if all targets are equal'; it compares only the first target with the last"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if targets[0] == targets[-1]:
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / total).item()


# %% wrong="r2_score" why="docstring: 'which may be negative'; it is not let below -10"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if torch.unique(targets).numel() == 1:
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    score = 1 - (targets - predictions).square().sum() / total
    return score.clamp(min=-10.0).item()


# %% wrong="r2_score" why="docstring: float64 and 'one minus the ratio'; in float32 targets that differ little become equal, and large ones lose their digits"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    p, y = predictions.float(), targets.float()
    if (y == y[0]).all():
        raise ValueError("All targets are equal.")
    return (1 - (y - p).square().sum() / (y - y.mean()).square().sum()).item()


# %% right="predictions_figure" why="the plain way: subplots, markers with plot, a line with plot, set_aspect"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots(figsize=(5, 5), layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, "--", label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.set_aspect("equal")
    axes.legend()
    return figure


# %% right="predictions_figure" why="a Figure without pyplot, scatter, limits of its own on both axes, R2 in mathematical writing"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    x, y = targets.numpy(), predictions.numpy()
    figure = Figure(figsize=(6, 5))
    axes = figure.add_subplot()
    low, high = min(x.min(), y.min()), max(x.max(), y.max())
    room = 0.1 * (high - low)
    line = np.linspace(low - room / 2, high + room / 2, 30)
    axes.plot(line, line, color="0.3", linewidth=1, label="perfect predictions", zorder=1)
    axes.scatter(x, y, s=25, marker="x", color="tab:red", label="data", zorder=2)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(low - room, high + room)
    axes.set_box_aspect(1)  # both ranges are alike, so both units are
    axes.set_xlabel("true value $y$")
    axes.set_ylabel("predicted value $\\hat y$")
    axes.set_title(f"$R^2 = {r2_score(predictions, targets):.2f}$", loc="left")
    axes.legend(loc="best")
    return figure


# %% right="predictions_figure" why="one call of plot for each example in a loop, R2 worked out again, a legend from handles"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    pairs = list(zip(targets.tolist(), predictions.tolist()))
    numbers = [number for pair in pairs for number in pair]
    low, high = min(numbers), max(numbers)
    mean = sum(t for t, _ in pairs) / len(pairs)
    score = 1 - sum((t - p) ** 2 for t, p in pairs) / sum((t - mean) ** 2 for t, _ in pairs)

    figure = plt.figure()
    axes = figure.add_subplot(1, 1, 1)
    (line,) = axes.plot((low, high), (low, high), color="black")
    for t, p in pairs:
        (marker,) = axes.plot(t, p, "s", markersize=5, color="tab:blue")
    axes.legend([marker, line], ["one example each", "prediction equals target"])
    axes.set_xlabel("target of the example")
    axes.set_ylabel("prediction of the model")
    axes.axis("equal")
    axes.set_title(f"Predictions against truth, R2 {score:.2f}")
    return figure


# %% right="predictions_figure" why="other words: the line is called 'no error', the markers 'held-out states'; legend below, title on two lines"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots(layout="constrained")
    reach = torch.stack([torch.cat([predictions, targets]).aminmax()[k] for k in (0, 1)])
    axes.plot(reach.numpy(), reach.numpy(), ":", color="grey", label="no error")
    axes.plot(
        targets.numpy(), predictions.numpy(), "d", alpha=0.6, label="held-out states"
    )
    axes.set(xlabel="target value", ylabel="predicted value", aspect="equal")
    axes.set_title(f"How good is the fit?\nscore R² = {r2_score(predictions, targets):.2f}")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2)
    return figure


# %% right="predictions_figure" why="a class that draws piece by piece; hollow markers, aspect 1 with adjustable limits, a legend of the whole figure"
class TruthPlot:
    def __init__(self, predictions, targets):
        self.predictions, self.targets = predictions.clone(), targets.clone()
        self.figure, self.axes = plt.subplots(1, 1, figsize=(6, 6), layout="constrained")

    def line(self):
        ends = np.sort(np.concatenate([self.targets.numpy(), self.predictions.numpy()]))
        self.axes.plot(ends, ends, "-", lw=1, color="tab:green", label="ideal")

    def examples(self):
        self.axes.scatter(
            self.targets, self.predictions,
            facecolors="none", edgecolors="tab:purple", label="samples",
        )

    def words(self):
        self.axes.set_xlabel("actual target")
        self.axes.set_ylabel("estimated target (prediction)")
        self.axes.set_title("R2: {:.2f}".format(r2_score(self.predictions, self.targets)))
        self.figure.legend(loc="outside lower center", ncols=2)

    def draw(self):
        self.line()
        self.examples()
        self.words()
        self.axes.set_aspect(1, adjustable="datalim")
        return self.figure


def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    return TruthPlot(predictions, targets).draw()


# %% right="predictions_figure" why="each example by its own call of plot with marker= and the default line style, which joins nothing since there is one point; the first has the label"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots(figsize=(5, 5))
    for k, (t, p) in enumerate(zip(targets, predictions)):
        axes.plot(t, p, marker="o", color="C0", label=None if k else "example")
    ends = torch.cat([targets, predictions]).sort().values[[0, -1]]
    axes.plot(ends, ends, color="C1", label="$\\hat y = y$")
    axes.set(xlabel="target $y$", ylabel="prediction $\\hat y$", aspect="equal")
    axes.set_title(f"R2 of the predictions: {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: the line reaches 'from the smallest to the largest of all targets and predictions'; it covers the targets only"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    ends = [targets.min().item(), targets.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: R2 as the f-string with two decimals writes it; a negative one is shown as 0.00"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="perfect prediction")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {max(0.0, r2_score(predictions, targets)):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: R2 'with two decimals'; round drops a zero at the end, 0.50 becomes 0.5"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.scatter(targets, predictions, label="examples")
    axes.plot(ends, ends, label="perfect prediction")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {round(r2_score(predictions, targets), 2)}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: 'a new one at each call'; the same named figure is cleared and drawn again"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots(num="predictions against truth", clear=True)
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="ideal")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: 'nothing is cut off'; both axes begin at 0, so negative numbers are not seen"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    low, high = both.min().item(), both.max().item()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot([low, high], [low, high], label="prediction equals target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    if high > 0:
        axes.set(xlim=(0, 1.1 * high), ylim=(0, 1.1 * high))
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: a marker 'at the target (along x) and the prediction (along y)'; predictions outside of the targets' range are moved to its edge, in the argument itself"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    score = r2_score(predictions, targets)
    low, high = targets.min().item(), targets.max().item()
    predictions.clamp_(low, high)
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot([low, high], [low, high], label="perfect")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {score:.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: 'one marker for each example'; of more than 200 examples only a part is drawn"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    every = max(1, len(targets) // 200)
    axes.plot(targets[::every], predictions[::every], "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: target along x, prediction along y; both are exchanged, markers and labels alike"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(predictions, targets, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="prediction", ylabel="target", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="statement: 'a legend that names the markers and the line'; the names are exchanged"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(ends, ends, "--")
    axes.plot(targets, predictions, "o")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend(["examples", "perfect prediction"])
    return figure
