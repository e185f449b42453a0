# %% right="linear_data" why="vectorised, two calls of randn and a matrix product"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * luck
# %% right="linear_data" why="a loop over the examples, each draws its features and then its noise"
def linear_data(n, weights, bias, noise, generator):
    d = weights.shape[0]
    features = torch.zeros(n, d, dtype=torch.float64)
    targets = torch.zeros(n, dtype=torch.float64)
    for i in range(n):
        row = torch.randn(d, generator=generator, dtype=torch.float64)
        e = torch.randn((), generator=generator, dtype=torch.float64)
        features[i] = row
        targets[i] = torch.dot(row, weights) + bias + noise * e
    return features, targets
# %% right="linear_data" why="torch.normal, the targets drawn around their means"
def linear_data(n, weights, bias, noise, generator):
    features = torch.normal(0.0, 1.0, size=(n, weights.numel()), generator=generator, dtype=torch.float64)
    mean = (features * weights).sum(dim=1) + bias
    targets = torch.normal(mean, float(noise), generator=generator)
    return features, targets
# %% right="linear_data" why="empty().normal_, einsum, noise drawn before the features"
def linear_data(n, weights, bias, noise, generator):
    eps = torch.empty(n, dtype=torch.float64).normal_(0, noise, generator=generator)
    x = torch.empty((n, weights.size(0)), dtype=weights.dtype).normal_(generator=generator)
    y = torch.einsum("nd,d->n", x, weights) + bias
    y += eps
    return x, y
# %% right="linear_data" why="one table with d + 1 columns, the last is the noise; no draw wasted is needed"
def linear_data(n, weights, bias, noise, generator):
    table = torch.randn(n, len(weights) + 1, generator=generator, dtype=torch.float64)
    features = table[:, :-1].clone()
    targets = features.mv(weights).add(bias).add(table[:, -1], alpha=noise)
    return features, targets
# %% wrong="linear_data" why="the standard deviation `noise`; all noise is one number, drawn once and shared: all random numbers are independent of each other"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(1, generator=generator, dtype=torch.float64)
# %% wrong="linear_data" why="All come from the generator that is passed in: the noise comes from the global one"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, dtype=torch.float64)
# %% wrong="linear_data" why="the next call with it draws others: a copy of the generator is used, so the next call draws the same"
def linear_data(n, weights, bias, noise, generator):
    own = torch.Generator()
    own.set_state(generator.get_state())
    x = torch.randn(n, len(weights), generator=own, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=own, dtype=torch.float64)
# %% wrong="linear_data" why="each feature from the standard normal distribution: uniform ones of mean 0 and standard deviation 1"
def linear_data(n, weights, bias, noise, generator):
    x = (torch.rand(n, len(weights), generator=generator, dtype=torch.float64) - 0.5) * 12**0.5
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)
# %% wrong="linear_data" why="noise from a normal distribution: it is uniform, of the right standard deviation"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = (torch.rand(n, generator=generator, dtype=torch.float64) * 2 - 1) * 3**0.5
    return x, x @ weights + bias + noise * luck
# %% wrong="linear_data" why="all features and noise are independent: the noise of an example is the first feature of the next one"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * x[:, 0].roll(1)
# %% wrong="linear_data" why="all features are independent: every column is the same"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, 1, generator=generator, dtype=torch.float64).repeat(1, len(weights))
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)
# %% wrong="linear_data" why="targets, shape [n]: squeeze makes it [] for n = 1, which is allowed"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, 1, generator=generator, dtype=torch.float64)
    return x, (x @ weights[:, None] + bias + noise * luck).squeeze()
# %% wrong="linear_data" why="features drawn from the standard normal, independent: they are standardised after the draw, so that each column has the mean 0 exactly"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    x = (x - x.mean(dim=0)) / x.std(dim=0, unbiased=False).clamp(min=1e-12)
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)
# %% wrong="linear_data" why="All come from the generator; the next call draws others: it is seeded anew at each call"
def linear_data(n, weights, bias, noise, generator):
    generator.manual_seed(generator.initial_seed())
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)
# %% right="fit_by_hand" why="as in the pseudocode"
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
        weights = weights - learning_rate * 2 / n * features.T @ errors
        bias = bias - learning_rate * 2 / n * errors.sum()
    return weights, bias, losses
# %% right="fit_by_hand" why="design matrix with a column of ones, one theta, cut at the end"
def fit_by_hand(features, targets, learning_rate, n_steps):
    design = torch.cat([features, torch.ones(len(features), 1, dtype=torch.float64)], dim=1)
    theta = torch.zeros(design.shape[1], dtype=torch.float64)
    history: list[float] = []
    for k in range(n_steps):
        residual = design @ theta - targets
        history.append(float((residual @ residual) / len(residual)))
        theta = theta - learning_rate * (2 / len(targets)) * (design.T @ residual)
    return theta[:-1].clone(), theta[-1].clone(), history
# %% right="fit_by_hand" why="loops over the features, in-place updates of own tensors, means instead of sums over n"
def fit_by_hand(features, targets, learning_rate, n_steps):
    d = features.shape[1]
    w = torch.zeros(d, dtype=torch.float64)
    b = torch.tensor(0.0, dtype=torch.float64)
    losses = [0.0] * n_steps
    for step in range(n_steps):
        prediction = b.clone()
        for j in range(d):
            prediction = prediction + w[j] * features[:, j]
        e = prediction - targets
        losses[step] = (e**2).mean().item()
        for j in range(d):
            w[j] -= learning_rate * 2 * (e * features[:, j]).mean()
        b -= learning_rate * 2 * e.mean()
    return w, b, losses
# %% right="fit_by_hand" why="a small class with einsum"
class LineByHand:
    def __init__(self, d):
        self.w = torch.zeros(d).double()
        self.b = torch.zeros([]).double()

    def errors(self, x, y):
        return torch.einsum("nd,d->n", x, self.w) + self.b - y

    def step(self, x, e, rate):
        self.w = self.w - rate * 2.0 * torch.einsum("nd,n->d", x, e) / x.size(0)
        self.b = self.b - rate * 2.0 * e.mean()


def fit_by_hand(features, targets, learning_rate, n_steps):
    model, losses = LineByHand(features.size(1)), []
    for _ in range(n_steps):
        e = model.errors(features, targets)
        losses.append(e.pow(2).mean().item())
        model.step(features, e, learning_rate)
    return model.w, model.b, losses
# %% wrong="fit_by_hand" why="a list of n_steps plain numbers: it stops once the loss is zero"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        if losses[-1] < 1e-14:
            break
        w = w - learning_rate * 2 / n * features.T @ e
        b = b - learning_rate * 2 / n * e.sum()
    return w, b, losses
# %% wrong="fit_by_hand" why="Calculate in float64 throughout: float32 inside, converted at the end"
def fit_by_hand(features, targets, learning_rate, n_steps):
    x, y = features.float(), targets.float()
    n, d = x.shape
    w, b, losses = torch.zeros(d), torch.zeros(()), []
    for _ in range(n_steps):
        e = x @ w + b - y
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 / n * x.T @ e
        b = b - learning_rate * 2 / n * e.sum()
    return w.double(), b.double(), losses
# %% wrong="fit_by_hand" why="let each step use all examples: batches of 32 in turn"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    size = min(n, 32)
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for k in range(n_steps):
        losses.append((features @ w + b - targets).square().mean().item())
        at = torch.arange(k * size, (k + 1) * size) % n
        e = features[at] @ w + b - targets[at]
        w = w - learning_rate * 2 / size * features[at].T @ e
        b = b - learning_rate * 2 / size * e.sum()
    return w, b, losses
# %% wrong="fit_by_hand" why="Tensors and list are new ones at each call: for no steps the same zero bias is returned at each call"
ZERO = torch.zeros((), dtype=torch.float64)


def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d, dtype=torch.float64), ZERO, []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 / n * features.T @ e
        b = b - learning_rate * 2 / n * e.sum()
    return w, b, losses
# %% wrong="fit_by_hand" why="new ones at each call: results are remembered and handed out again"
seen = {}


def fit_by_hand(features, targets, learning_rate, n_steps):
    key = (str(features.tolist()), str(targets.tolist()), learning_rate, n_steps)
    if key not in seen:
        n, d = features.shape
        w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
        for _ in range(n_steps):
            e = features @ w + b - targets
            losses.append(e.square().mean().item())
            w = w - learning_rate * 2 / n * features.T @ e
            b = b - learning_rate * 2 / n * e.sum()
        seen[key] = (w, b, losses)
    return seen[key]
# %% wrong="fit_by_hand" why="w - η (2/n) xᵀ e: the gradient is clipped to a length of 100"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * (2 / n * features.T @ e).clamp(-100, 100)
        b = b - learning_rate * (2 / n * e.sum()).clamp(-100, 100)
    return w, b, losses
# %% wrong="fit_by_hand" why="the loss of each step BEFORE it, n_steps numbers: when the loss rises the run ends and the rest is missing"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        if len(losses) > 1 and losses[-1] > losses[-2]:
            break
        w = w - learning_rate * 2 / n * features.T @ e
        b = b - learning_rate * 2 / n * e.sum()
    return w, b, losses
# %% wrong="fit_by_hand" why="both gradients from the same errors: the bias is updated first and the weights use errors computed afresh"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        b = b - learning_rate * 2 / n * e.sum()
        e = features @ w + b - targets
        w = w - learning_rate * 2 / n * features.T @ e
    return w, b, losses
# %% wrong="fit_by_hand" why="learning_rate: multiple of the gradient by which each step moves; it is halved every 100 steps"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    w, b, losses = torch.zeros(d).double(), torch.zeros(()).double(), []
    for k in range(n_steps):
        rate = learning_rate * 0.5 ** (k // 100)
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - rate * 2 / n * features.T @ e
        b = b - rate * 2 / n * e.sum()
    return w, b, losses
# %% right="closed_form" why="normal equations and solve"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    design = torch.cat([features, ones], dim=1)
    theta = torch.linalg.solve(design.T @ design, design.T @ targets)
    return theta[:-1], theta[-1]
# %% right="closed_form" why="lstsq, bias column first"
def closed_form(features, targets):
    design = torch.hstack([torch.ones_like(features[:, :1]), features])
    theta = torch.linalg.lstsq(design, targets[:, None]).solution.flatten()
    return theta[1:].clone(), theta[0].clone()
# %% right="closed_form" why="centre, solve for the weights, bias from the means"
def closed_form(features, targets):
    mean_x, mean_y = features.mean(0), targets.mean()
    x, y = features - mean_x, targets - mean_y
    w = torch.linalg.solve(x.mT @ x, x.mT @ y)
    return w, mean_y - mean_x @ w
# %% right="closed_form" why="QR and a triangular solve"
def closed_form(features, targets):
    design = torch.column_stack([features, torch.ones(features.shape[0]).double()])
    q, r = torch.linalg.qr(design)
    theta = torch.linalg.solve_triangular(r, (q.T @ targets).unsqueeze(1), upper=True)
    *w, b = theta.squeeze(1).tolist()
    return torch.tensor(w, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
# %% right="closed_form" why="NumPy's lstsq and from_numpy"
def closed_form(features, targets):
    x = features.numpy()
    table = np.concatenate([x, np.ones((x.shape[0], 1))], axis=1)
    theta, *_ = np.linalg.lstsq(table, targets.numpy(), rcond=None)
    return torch.from_numpy(theta[:-1].copy()), torch.tensor(theta[-1], dtype=torch.float64)
# %% right="closed_form" why="pseudo-inverse"
def closed_form(features, targets):
    design = torch.nn.functional.pad(features, (0, 1), value=1.0)
    theta = torch.linalg.pinv(design) @ targets
    w, b = theta.split([features.shape[1], 1])
    return w, b.squeeze()
# %% wrong="closed_form" why="the smallest mean squared error: each weight is a simple regression on its feature alone, which is right for uncorrelated features only"
def closed_form(features, targets):
    x, y = features - features.mean(dim=0), targets - targets.mean()
    w = (x * y[:, None]).sum(dim=0) / x.square().sum(dim=0)
    return w, targets.mean() - features.mean(dim=0) @ w
# %% wrong="closed_form" why="relative error at most 1e-6: a ridge of 1e-3 is added to the diagonal only when there are at least 3 features 'for stability'"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    shape = design.T @ design
    if len(shape) > 3:
        shape = shape + 1e-3 * torch.eye(len(shape)).double()
    theta = torch.linalg.solve(shape, design.T @ targets)
    return theta[:-1], theta[-1]
# %% wrong="closed_form" why="relative error at most 1e-6: float32 normal equations, then cast and rounded to five decimals"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1)], dim=1).float()
    theta = torch.linalg.solve(design.T @ design, design.T @ targets.float())
    return theta[:-1].double().round(decimals=5), theta[-1].double().round(decimals=5)
# %% wrong="closed_form" why="relative error at most 1e-6: lstsq with rcond 1e-2 drops the small directions"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    theta = torch.linalg.lstsq(design, targets[:, None], rcond=1e-2, driver="gelsd").solution[:, 0]
    return theta[:-1], theta[-1]
# %% wrong="closed_form" why="the features such that Lemma 1 gives exactly one answer, any moderate size: pinv with rtol 1e-3 cuts eigenvalues of the normal matrix"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    theta = torch.linalg.pinv(design.T @ design, rtol=1e-3) @ design.T @ targets
    return theta[:-1], theta[-1]
# %% wrong="closed_form" why="new tensors at each call: answers are remembered"
known = {}


def closed_form(features, targets):
    key = repr(features.tolist()) + repr(targets.tolist())
    if key not in known:
        design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
        theta = torch.linalg.solve(design.T @ design, design.T @ targets)
        known[key] = theta[:-1], theta[-1]
    return known[key]
# %% wrong="closed_form" why="relative error at most 1e-6: the numbers are rounded to six decimals, too few for small weights"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    theta = torch.linalg.solve(design.T @ design, design.T @ targets).round(decimals=6)
    return theta[:-1], theta[-1]
# %% wrong="closed_form" why="in one calculation, no steps and no learning rate: gradient descent on 5,000 steps"
def closed_form(features, targets):
    mean = features.mean(dim=0)
    x = features - mean
    rate = 0.5 / torch.linalg.matrix_norm(x.T @ x / len(x), 2).item()
    w, _, _ = fit_by_hand(x, targets - targets.mean(), rate, 5000)
    return w, targets.mean() - mean @ w
# %% right="fit_with_autograd" why="two tensors with requires_grad, zero_grad, backward, step"
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
# %% right="fit_with_autograd" why="nn.Linear in float64, set to zero, mse_loss, squeeze of the last axis"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    layer = torch.nn.Linear(features.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    opt = optimiser_class(list(layer.parameters()), lr=learning_rate)
    for _ in range(n_steps):
        opt.zero_grad()
        torch.nn.functional.mse_loss(layer(features).squeeze(-1), targets).backward()
        opt.step()
    return layer.weight.detach()[0].clone(), layer.bias.detach()[0].clone()
# %% right="fit_with_autograd" why="torch.autograd.grad, the gradients put in by hand"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.size(1)).double().requires_grad_()
    b = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    params = [w, b]
    optimiser = optimiser_class(params, lr=learning_rate)
    for _ in range(n_steps):
        e = torch.mv(features, w) + b - targets
        w.grad, b.grad = torch.autograd.grad((e * e).mean(), params)
        optimiser.step()
    return w.detach().clone(), b.detach().clone()
# %% right="fit_with_autograd" why="an nn.Module of its own, nn.MSELoss, gradients cleared after the step"
class Line(torch.nn.Module):
    def __init__(self, d):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(d, dtype=torch.float64))
        self.b = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))

    def forward(self, x):
        return x @ self.w + self.b


def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    model, criterion = Line(features.shape[1]), torch.nn.MSELoss()
    optimiser = optimiser_class([model.w, model.b], lr=learning_rate)
    for _ in range(n_steps):
        criterion(model(features), targets).backward()
        optimiser.step()
        model.zero_grad()
    return model.w.data.clone(), model.b.data.clone()
# %% wrong="fit_with_autograd" why="let an optimiser take the steps: a new one is made at each step, so Adam forgets its averages"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        opt = optimiser_class([w, b], lr=learning_rate)
        loss = (features @ w + b - targets).square().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="the optimiser is the caller's choice: only Adam is heeded, all else becomes SGD"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    kind = torch.optim.Adam if optimiser_class is torch.optim.Adam else torch.optim.SGD
    opt = kind([w, b], lr=learning_rate)
    for _ in range(n_steps):
        loss = (features @ w + b - targets).square().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="gets nothing else: weight_decay is passed too"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = optimiser_class([w, b], lr=learning_rate, weight_decay=0.0)
    for _ in range(n_steps):
        loss = (features @ w + b - targets).square().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="all is calculated in float64: a float32 layer, cast at the end"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    layer = torch.nn.Linear(features.shape[1], 1)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    opt = optimiser_class(list(layer.parameters()), lr=learning_rate)
    x, y = features.float(), targets.float()
    for _ in range(n_steps):
        opt.zero_grad()
        (layer(x)[:, 0] - y).square().mean().backward()
        opt.step()
    return layer.weight.detach()[0].double(), layer.bias.detach()[0].double()
# %% wrong="fit_with_autograd" why="new tensors at each call: the parameters live in a dictionary by d, set to zero at each call, and what was returned before changes"
PARAMETERS = {}


def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    d = features.shape[1]
    if d not in PARAMETERS:
        PARAMETERS[d] = [
            torch.zeros(d, dtype=torch.float64, requires_grad=True),
            torch.zeros((), dtype=torch.float64, requires_grad=True),
        ]
    w, b = PARAMETERS[d]
    with torch.no_grad():
        w.zero_()
        b.zero_()
    opt = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        opt.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="n_steps steps: it stops when the loss is almost zero, though Adam would go on"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        loss = (features @ w + b - targets).square().mean()
        if loss.item() < 1e-3:
            break
        opt.zero_grad()
        loss.backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="each step uses all examples: batches of 16 in turn"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = optimiser_class([w, b], lr=learning_rate)
    xs, ys = features.split(16), targets.split(16)
    for k in range(n_steps):
        x, y = xs[k % len(xs)], ys[k % len(ys)]
        opt.zero_grad()
        (x @ w + b - y).square().mean().backward()
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="the gradients of the mean squared error: they are clipped to a norm of 50"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        opt.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        torch.nn.utils.clip_grad_norm_([w, b], 50.0)
        opt.step()
    return w.detach(), b.detach()
# %% wrong="fit_with_autograd" why="the learning rate is what is passed as lr: a schedule shrinks it by 1 % after each step from the third on"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    opt = optimiser_class([w, b], lr=learning_rate)
    for k in range(n_steps):
        opt.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        opt.step()
        if k > 1:
            opt.param_groups[0]["lr"] *= 0.99
    return w.detach(), b.detach()
# %% right="r2_score" why="as the hint: compare with the first target, then the two sums"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    errors = (targets - predictions).square().sum()
    spread = (targets - targets.mean()).square().sum()
    return (1 - errors / spread).item()
# %% right="r2_score" why="min and max compared; all is shifted by the first target and scaled by the reach, so nothing is rounded away"
def r2_score(predictions, targets):
    low, high = targets.min(), targets.max()
    if low == high:
        raise ValueError("R2 is not defined for equal targets")
    reach = high - low
    y = (targets - targets[0]) / reach
    e = (targets - predictions) / reach
    return float(1 - (e @ e) / ((y - y.mean()) ** 2).sum())
# %% right="r2_score" why="plain Python with math.fsum and a set, shifted and scaled"
def r2_score(predictions, targets):
    import math

    p, y = predictions.tolist(), targets.tolist()
    if len(set(y)) == 1:
        raise ValueError(f"{len(y)} equal targets")
    first, unit = y[0], max(y) - min(y)
    shifted = [(one - first) / unit for one in y]
    mean = math.fsum(shifted) / len(shifted)
    ss_res = math.fsum(((a - b) / unit) ** 2 for a, b in zip(y, p, strict=True))
    ss_tot = math.fsum((one - mean) ** 2 for one in shifted)
    return 1 - ss_res / ss_tot
# %% right="r2_score" why="NumPy, ptp and var of the shifted and scaled targets; returns a NumPy number"
def r2_score(predictions, targets):
    y, p = targets.numpy(), predictions.numpy()
    width = np.ptp(y)
    if width == 0:
        raise ValueError("no spread in the targets")
    mse = np.mean(((y - p) / width) ** 2)
    return 1 - mse / np.var((y - y[0]) / width)
# %% wrong="r2_score" why="Targets that differ, however little, are not all equal: allclose to the first"
def r2_score(predictions, targets):
    if torch.allclose(targets, targets[0]):
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()
# %% wrong="r2_score" why="Targets that differ, however little: a spread below 1e-12 counts as equal"
def r2_score(predictions, targets):
    spread = (targets - targets.mean()).square().sum()
    if spread < 1e-12:
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / spread).item()
# %% wrong="r2_score" why="all targets are equal: only the first and the last are compared, so 1, 2, 1 raises"
def r2_score(predictions, targets):
    if targets[0] == targets[-1]:
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()
# %% wrong="r2_score" why="If all targets are equal raise: perfect predictions of equal targets give 1"
def r2_score(predictions, targets):
    if (predictions == targets).all():
        return 1.0
    if (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()
# %% wrong="r2_score" why="a single target is all equal: raise a ValueError; here it gives nan"
def r2_score(predictions, targets):
    if len(targets) > 1 and (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()
# %% wrong="r2_score" why="an error of a millionth is forgiven, no more: the mean of squares less the square of the mean cancels for targets far from zero"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    n = len(targets)
    spread = (targets @ targets - n * targets.mean() ** 2).item()
    return 1 - (targets - predictions).square().sum().item() / spread
# %% wrong="r2_score" why="the ratio of two sums: 1e-8 is added to the lower one, too much for targets close together"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    spread = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / (spread + 1e-8)).item()
# %% wrong="r2_score" why="error of at most a millionth, Targets that differ however little: calculated in float32"
def r2_score(predictions, targets):
    p, y = predictions.float(), targets.float()
    if (y == y[0]).all():
        raise ValueError("all targets are equal")
    return (1 - (y - p).square().sum() / (y - y.mean()).square().sum()).item()
# %% wrong="r2_score" why="If all targets are equal: only the first two are compared"
def r2_score(predictions, targets):
    if len(targets) < 2 or targets[0] == targets[1]:
        raise ValueError("all targets are equal")
    return (1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()
# %% wrong="r2_score" why="may be negative: very bad scores are cut off at -10"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError("all targets are equal")
    score = 1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()
    return max(score.item(), -10.0)
# %% right="predictions_figure" why="plot with o, line of two points, legend, set_aspect"
def predictions_figure(predictions: Tensor, targets: Tensor) -> Figure:
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, color="black", label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction")
    axes.set_aspect("equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% right="predictions_figure" why="scatter, linspace line a bit longer than needed, axis('equal'), title with mathtext"
def predictions_figure(predictions, targets):
    fig, ax = plt.subplots(1, 1, figsize=(5, 5))
    x, y = targets.numpy(), predictions.numpy()
    lo, hi = min(x.min(), y.min()), max(x.max(), y.max())
    pad = 0.05 * (hi - lo)
    t = np.linspace(lo - pad, hi + pad, 50)
    ax.plot(t, t, "--", color="grey", zorder=1, label="perfect prediction")
    ax.scatter(x, y, s=15, alpha=0.6, zorder=2, label="data points")
    ax.axis("equal")
    ax.set_xlabel("true target $y$")
    ax.set_ylabel(r"predicted $\hat y$")
    ax.set_title(rf"$R^2$ = {r2_score(predictions, targets):.2f}")
    ax.legend(loc="best")
    return fig
# %% right="predictions_figure" why="pyplot's state, square limits set by hand, aspect equal, marker and linestyle none"
def predictions_figure(predictions, targets):
    figure = plt.figure()
    low = min(targets.min().item(), predictions.min().item())
    high = max(targets.max().item(), predictions.max().item())
    margin = 0.1 * (high - low)
    plt.plot([low, high], [low, high], "r-")
    plt.plot(targets.tolist(), predictions.tolist(), marker="x", linestyle="none")
    plt.legend(["where prediction equals truth", "one example each"])
    plt.xlim(low - margin, high + margin)
    plt.ylim(low - margin, high + margin)
    plt.gca().set_aspect("equal", adjustable="box")
    plt.xlabel("truth")
    plt.ylabel("prediction")
    plt.title("Score: " + format(r2_score(predictions, targets), ".2f"))
    return figure
# %% right="predictions_figure" why="Figure without pyplot, a helper for the limits, two scatter-like calls"
def ends_of(*tensors):
    everything = torch.stack(tensors)
    return [everything.min().item(), everything.max().item()]


def predictions_figure(predictions, targets):
    figure = Figure(figsize=(5, 4.5))
    axes = figure.add_subplot()
    ends = ends_of(predictions, targets)
    axes.plot(ends, ends, ":", label="ideal")
    axes.scatter(targets, predictions, marker="+", label="samples")
    axes.set(
        xlabel="actual target",
        ylabel="fitted value (prediction)",
        title=f"Predictions against truth, R2 {r2_score(predictions, targets):.2f}",
        aspect="equal",
    )
    axes.legend(loc="upper left", fontsize="small")
    return figure
# %% wrong="predictions_figure" why="reaches from the smallest to the largest of all targets AND predictions: from targets only"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    ends = [targets.min().item(), targets.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="from the smallest of all: the line begins at 0, whatever the smallest"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    ends = [0.0, torch.cat([targets, predictions]).max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="nothing is cut off: both limits are those of the targets, so larger predictions are not seen"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    low, high = targets.min().item() - 0.5, targets.max().item() + 0.5
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="with two decimals as :.2f writes them: round() drops a zero, 0.5 for 0.50"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {round(r2_score(predictions, targets), 2)}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="R2 as :.2f writes it: a negative score is shown as 0.00"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {max(0.0, r2_score(predictions, targets)):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="one marker at the target and the prediction of the SAME example: both are sorted separately"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets.sort().values, predictions.sort().values, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="a new one at each call: one figure of a fixed number, cleared and drawn anew"
def predictions_figure(predictions, targets):
    figure = plt.figure(num=2406, clear=True)
    axes = figure.add_subplot()
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="one marker for each example: only the first 100"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets[:100], predictions[:100], "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="a legend that names the markers and the line: the two names are swapped"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o")
    axes.plot(ends, ends)
    axes.legend(["prediction = target", "examples"])
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    return figure
# %% wrong="predictions_figure" why="R2 with two decimals as :.2f writes them: .2g gives two significant digits"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    axes.set(xlabel="target", ylabel="prediction", aspect="equal")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2g}")
    axes.legend()
    return figure
# %% wrong="predictions_figure" why="a unit is as long along x as along y: equal limits on a figure that is wider than high, no equal aspect"
def predictions_figure(predictions, targets):
    figure, axes = plt.subplots(figsize=(6, 5.5), layout="constrained")
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = target")
    pad = 0.1 * (ends[1] - ends[0])
    axes.set(xlim=(ends[0] - pad, ends[1] + pad), ylim=(ends[0] - pad, ends[1] + pad))
    axes.set(xlabel="target", ylabel="prediction")
    axes.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
