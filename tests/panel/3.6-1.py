# %% right="regularised_loss" why="modules of the kind nn.Linear, running sum"
def regularised_loss(network, states, returns, strength):
    predictions = network(states)[:, 0]
    loss = ((predictions - returns) ** 2).mean()
    price = 0.0
    for module in network.modules():
        if isinstance(module, nn.Linear):
            price = price + (module.weight**2).sum()
    return loss + strength * price
# %% right="regularised_loss" why="named_parameters, as the hint says; mse_loss with an added axis at the returns"
def regularised_loss(network: nn.Module, states: Tensor, returns: Tensor, strength: float) -> Tensor:
    fit = nn.functional.mse_loss(network(states), returns.unsqueeze(1))
    squares = [p.square().sum() for name, p in network.named_parameters() if name.split(".")[-1] == "weight"]
    return fit + strength * torch.stack(squares).sum()
# %% right="regularised_loss" why="matrices have two axes, vectors one; one long vector times itself"
def regularised_loss(network, states, returns, strength):
    w = torch.cat([p.reshape(-1) for p in network.parameters() if p.dim() == 2])
    residuals = network(states).squeeze(-1) - returns
    return residuals @ residuals / len(returns) + strength * (w @ w)
# %% right="regularised_loss" why="Frobenius norms squared, squeeze() of everything (n = 1 broadcasts to [1])"
def regularised_loss(network, states, returns, strength):
    error = network(states).squeeze() - returns
    total = error.pow(2).mean()
    for p in network.parameters():
        if p.ndim > 1:
            total = total + strength * torch.linalg.matrix_norm(p) ** 2
    return total
# %% right="regularised_loss" why="einsum and everything but the biases, by name"
def regularised_loss(network, states, returns, strength):
    weights = [p for name, p in network.named_parameters() if not name.endswith("bias")]
    r = torch.einsum("ni->n", network(states)) - returns
    return torch.einsum("n,n->", r, r) / r.numel() + strength * sum(torch.einsum("ij,ij->", w, w) for w in weights)
# %% right="regularised_loss" why="plain loops over examples and over layers, functional forms, in a small class"
class Price:
    def __init__(self, network):
        self.layers = [m for m in network.modules() if type(m) is nn.Linear]

    def __call__(self):
        return sum(torch.sum(torch.mul(layer.weight, layer.weight)) for layer in self.layers)


def regularised_loss(network, states, returns, strength):
    outputs = network(states)
    total = 0
    for i in range(len(returns)):
        total = total + (outputs[i, 0] - returns[i]) ** 2
    return total / len(returns) + strength * Price(network)()
# %% right="regularised_loss" why="nn.MSELoss on flat tensors, an early return without a price"
def regularised_loss(network, states, returns, strength):
    mse = nn.MSELoss()(network(states).flatten(), returns)
    if strength == 0:
        return mse
    return mse + strength * sum((p * p).sum() for p in network.parameters() if len(p.shape) == 2)
# %% wrong="regularised_loss" why="'some of whose linear layers may have no bias': takes every second parameter for a weight"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    weights = list(network.parameters())[::2]
    return loss + strength * sum(w.square().sum() for w in weights)
# %% wrong="regularised_loss" why="'in all linear layers': skips layers that have no bias"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    price = 0.0
    for layer in network.modules():
        if isinstance(layer, nn.Linear) and layer.bias is not None:
            price = price + layer.weight.square().sum()
    return loss + strength * price
# %% wrong="regularised_loss" why="'the sum of the squares of all weights': the spectral norm squared, the same only for a single row or column"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    price = sum(torch.linalg.matrix_norm(p, ord=2) ** 2 for p in network.parameters() if p.ndim == 2)
    return loss + strength * price
# %% wrong="regularised_loss" why="'the sum of the squares': (w @ w.T).sum() has products of different rows, too"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    price = sum((p @ p.T).sum() for p in network.parameters() if p.ndim == 2)
    return loss + strength * price
# %% wrong="regularised_loss" why="'the sum of the squares of all weights': the square of the sum of the layers' norms, right for one layer only"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    norms = [p.norm() for p in network.parameters() if p.ndim == 2]
    return loss + strength * sum(norms) ** 2
# %% wrong="regularised_loss" why="'of the dtype of the network': the price begins as a float64 tensor, so a float32 network gets a float64 loss"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    price = torch.zeros((), dtype=torch.float64)
    for p in network.parameters():
        if p.ndim == 2:
            price = price + p.square().sum()
    return loss + strength * price
# %% wrong="regularised_loss" why="'Nothing is changed, not even gradients that are already there': clears the gradients first"
def regularised_loss(network, states, returns, strength):
    network.zero_grad()
    loss = (network(states)[:, 0] - returns).square().mean()
    return loss + strength * sum(p.square().sum() for p in network.parameters() if p.ndim == 2)
# %% wrong="regularised_loss" why="'Nothing is changed': switches the network to training mode, in which it may not have been"
def regularised_loss(network, states, returns, strength):
    network.train()
    loss = (network(states)[:, 0] - returns).square().mean()
    return loss + strength * sum(p.square().sum() for p in network.parameters() if p.ndim == 2)
# %% wrong="regularised_loss" why="'in all linear layers': the output layer goes free where there are others"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    weights = [p for p in network.parameters() if p.ndim == 2]
    hidden = weights[:-1] if len(weights) > 1 else weights
    return loss + strength * sum(w.square().sum() for w in hidden)
# %% wrong="regularised_loss" why="'in all linear layers': looks only at the children, so that nested layers, or a network that is a single nn.Linear, have no price"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    for layer in network.children():
        if isinstance(layer, nn.Linear):
            loss = loss + strength * layer.weight.square().sum()
    return loss
# %% wrong="regularised_loss" why="'plus strength times the sum': takes the mean over the units of a layer, not the sum, the same for one unit"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    price = sum(p.square().sum(dim=1).mean() for p in network.parameters() if p.ndim == 2)
    return loss + strength * price
# %% wrong="regularised_loss" why="'a tensor that gradients can be computed of': the price of all but the first layer is a plain number, without a gradient"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    first, *others = [p for p in network.parameters() if p.ndim == 2]
    return loss + strength * (first.square().sum() + sum(p.square().sum().item() for p in others))
# %% wrong="regularised_loss" why="'the returns are [n]', 'the mean over the examples of the squared error': [n, 1] less [n] is a table of all pairs"
def regularised_loss(network, states, returns, strength):
    loss = (network(states) - returns).square().mean()
    return loss + strength * sum(p.square().sum() for p in network.parameters() if p.ndim == 2)
# %% wrong="regularised_loss" why="'Biases have no price': biases of hidden layers are priced, only the last one is not"
def regularised_loss(network, states, returns, strength):
    loss = (network(states)[:, 0] - returns).square().mean()
    parameters = list(network.parameters())
    if parameters[-1].ndim == 1:
        parameters = parameters[:-1]
    return loss + strength * sum(p.square().sum() for p in parameters)
# %% right="ridge_weights" why="centre, then solve, as the hint says"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x_mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - x_mean, targets - y_mean
    matrix = x.T @ x / n + strength * torch.eye(k, dtype=features.dtype)
    weights = torch.linalg.solve(matrix, x.T @ y / n)
    return weights, y_mean - x_mean @ weights
# %% right="ridge_weights" why="singular values of the centred features"
def ridge_weights(features: Tensor, targets: Tensor, strength: float) -> tuple[Tensor, Tensor]:
    n = len(features)
    centre = features.mean(0, keepdim=True)
    u, s, vt = torch.linalg.svd(features - centre, full_matrices=False)
    w = vt.T @ (s / (s**2 + n * strength) * (u.T @ (targets - targets.mean())))
    return w, targets.mean() - (centre @ w).squeeze()
# %% right="ridge_weights" why="least squares with k invented examples"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    xm, ym = features.mean(0), targets.mean()
    rows = torch.vstack([features - xm, math.sqrt(n * strength) * torch.eye(k, dtype=torch.float64)])
    goals = torch.cat([targets - ym, torch.zeros(k, dtype=torch.float64)])
    w = torch.linalg.lstsq(rows, goals.unsqueeze(1)).solution.squeeze(1)
    return w, ym - torch.dot(xm, w)
# %% right="ridge_weights" why="the eigenvectors of the lemma, each by itself, in a loop"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = features - features.mean(dim=0)
    y = targets - targets.mean()
    c, q = torch.linalg.eigh(x.T @ x / n)
    right = x.T @ y / n
    weights = torch.zeros(k, dtype=features.dtype)
    for i in range(k):
        weights += q[:, i] * (q[:, i] @ right) / (c[i] + strength)
    return weights, targets.mean() - (features.mean(dim=0) * weights).sum()
# %% right="ridge_weights" why="numpy, the dual form with an n by n matrix"
def ridge_weights(features, targets, strength):
    X, y = features.numpy(), targets.numpy()
    n = X.shape[0]
    mx, my = X.mean(axis=0), y.mean()
    Xc, yc = X - mx, y - my
    alpha = np.linalg.solve(Xc @ Xc.T / n + strength * np.eye(n), yc / n)
    w = Xc.T @ alpha
    b = my - mx @ w
    return torch.from_numpy(w), torch.tensor(b, dtype=torch.float64)
# %% right="ridge_weights" why="Cholesky; the targets need not be centred, for the centred columns sum to zero"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = features - features.mean(dim=0)
    A = torch.einsum("ni,nj->ij", x, x) / n
    A.diagonal().add_(strength)
    b = torch.einsum("ni,n->i", x, targets) / n
    w = torch.cholesky_solve(b[:, None], torch.linalg.cholesky(A))[:, 0]
    return w, (targets - features @ w).mean()
# %% right="ridge_weights" why="sums by hand and Gauss's elimination in plain Python"
def _eliminate(matrix, right):
    k = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(k)]
    for i in range(k):
        pivot = max(range(i, k), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(k):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [rows[i][k] / rows[i][i] for i in range(k)]


def ridge_weights(features, targets, strength):
    xs, ys = features.tolist(), targets.tolist()
    n, k = len(xs), len(xs[0])
    mean_x = [math.fsum(x[j] for x in xs) / n for j in range(k)]
    mean_y = math.fsum(ys) / n
    c = [[sum((x[i] - mean_x[i]) * (x[j] - mean_x[j]) for x in xs) / n for j in range(k)] for i in range(k)]
    for i in range(k):
        c[i][i] += strength
    r = [sum((x[i] - mean_x[i]) * (y - mean_y) for x, y in zip(xs, ys)) / n for i in range(k)]
    w = _eliminate(c, r)
    b = mean_y - sum(m * v for m, v in zip(mean_x, w))
    return torch.tensor(w, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
# %% right="ridge_weights" why="the inverse as written in the lemma, the covariance from torch.cov without correction"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    C = torch.cov(features.T, correction=0).reshape(k, k)
    centred = features - features.mean(0)
    w = torch.linalg.inv(C + strength * torch.eye(k).double()) @ (centred.T @ (targets - targets.mean()) / n)
    return w, targets.mean() - features.mean(0) @ w
# %% wrong="ridge_weights" why="'strength times ||w||^2': the features are scaled to a deviation of 1 first, so other weights are priced (the same where each deviation is 1)"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, scale = features.mean(dim=0), features.std(dim=0, correction=0)
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    x, y = (features - mean) / scale, targets - targets.mean()
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n) / scale
    return w, targets.mean() - mean @ w
# %% wrong="ridge_weights" why="'without a price on the bias', 'the data less their means': one mean of all entries instead of one for each feature"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(), targets.mean()
    x, y = features - mean, targets - y_mean
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, y_mean - mean * w.sum()
# %% wrong="ridge_weights" why="Lemma 3, 'along each eigenvector': shrinks each least-squares weight by the variance of its own feature"
def ridge_weights(features, targets, strength):
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    plain = torch.linalg.pinv(x) @ y
    variance = x.square().mean(dim=0)
    w = variance / (variance + strength) * plain
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'C + lambda I': multiplies the diagonal by 1 + lambda instead, the same where the variance is 1"
def ridge_weights(features, targets, strength):
    n = len(features)
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    C = x.T @ x / n
    w = torch.linalg.pinv(C + strength * torch.diag(C.diagonal())) @ (x.T @ y / n)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'there may be more features than examples': then it returns plain least squares, without the price"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    if n < k:
        w = torch.linalg.pinv(x) @ y
    else:
        w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'Weights and bias are new tensors': for one example the bias is a view of the targets"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    if n == 1:
        return torch.zeros(k, dtype=torch.float64), targets[0]
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'float64' and 'The features may lie far from zero': works in float32 and casts at the end, which loses the digits"
def ridge_weights(features, targets, strength):
    x, y = features.float(), targets.float()
    n, k = x.shape
    mean, y_mean = x.mean(dim=0), y.mean()
    x, y = x - mean, y - y_mean
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k), x.T @ y / n)
    return w.double(), (y_mean - mean @ w).double()
# %% wrong="ridge_weights" why="'a strength above 0': strengths below 0.001 are raised to 0.001"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    ridge = max(strength, 1e-3) * torch.eye(k, dtype=x.dtype)
    w = torch.linalg.solve(x.T @ x / n + ridge, x.T @ y / n)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'that minimise': pinv with a tolerance drops directions whose spread is below a thousandth of the largest, though lambda keeps something of them"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    matrix = x.T @ x / n + strength * torch.eye(k, dtype=x.dtype)
    w = torch.linalg.pinv(matrix, rtol=1e-3) @ (x.T @ y / n)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'1/n': the price is not multiplied by n (no 1/n in front of X^T X and X^T y)"
def ridge_weights(features, targets, strength):
    k = features.shape[1]
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    w = torch.linalg.solve(x.T @ x + strength * torch.eye(k, dtype=x.dtype), x.T @ y)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'without a price on the bias': the column of ones is priced like the others"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    x = torch.cat([features, torch.ones(n, 1, dtype=torch.float64)], dim=1)
    both = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k + 1, dtype=x.dtype), x.T @ targets / n)
    return both[:-1].clone(), both[-1].clone()
# %% wrong="ridge_weights" why="'C = X^T X / n': only the variances of the features, no covariances (torch.diag of C)"
def ridge_weights(features, targets, strength):
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    w = (x * y[:, None]).mean(dim=0) / (x.var(dim=0, correction=0) + strength)
    return w, y_mean - mean @ w
# %% wrong="ridge_weights" why="'Return the weights and the bias that minimise': the bias is that of unregularised least squares"
def ridge_weights(features, targets, strength):
    n, k = features.shape
    mean, y_mean = features.mean(dim=0), targets.mean()
    x, y = features - mean, targets - y_mean
    w = torch.linalg.solve(x.T @ x / n + strength * torch.eye(k, dtype=x.dtype), x.T @ y / n)
    plain = torch.linalg.pinv(x) @ y
    return w, y_mean - mean @ plain
# %% right="complexity_scores" why="a helper, no_grad, sums as in the formula"
def _r2(network, data):
    states, returns = data
    with torch.no_grad():
        errors = network(states)[:, 0] - returns
    return 1 - (errors**2).sum().item() / ((returns - returns.mean()) ** 2).sum().item()


def complexity_scores(families, train, test):
    rows = []
    for family in families:
        n_parameters = sum(one.numel() for one in family[0].parameters())
        in_train = sum(_r2(network, train) for network in family) / len(family)
        in_test = sum(_r2(network, test) for network in family) / len(family)
        rows.append((n_parameters, in_train, in_test))
    return rows
# %% right="complexity_scores" why="mean squared error over the variance without correction; stacked tensors"
@torch.no_grad()
def complexity_scores(families, train, test):
    result = []
    for family in families:
        row = [sum(math.prod(p.shape) for p in family[0].parameters())]
        for states, returns in (train, test):
            predictions = torch.stack([network(states).squeeze(1) for network in family])
            mse = (predictions - returns).square().mean(dim=1)
            row.append(float((1 - mse / returns.var(correction=0)).mean()))
        result.append(tuple(row))
    return result
# %% right="complexity_scores" why="numpy and a class; the size from parameters_to_vector"
class Scorer:
    def __init__(self, data):
        self.states, returns = data
        self.returns = returns.numpy()
        self.total = ((self.returns - self.returns.mean()) ** 2).sum()

    def score(self, network):
        guess = network(self.states).detach().numpy().reshape(-1)
        return 1.0 - ((guess - self.returns) ** 2).sum() / self.total


def complexity_scores(families, train, test):
    scorers = Scorer(train), Scorer(test)
    table = []
    for family in families:
        size = nn.utils.parameters_to_vector(family[0].parameters()).numel()
        first, second = (np.mean([s.score(network) for network in family]).item() for s in scorers)
        table.append((size, first, second))
    return table
# %% right="complexity_scores" why="one mean of the errors of the whole family: the denominator is the same for all its networks"
def complexity_scores(families, train, test):
    def mean_r2(family, states, returns):
        with torch.inference_mode():
            losses = torch.cat([nn.functional.mse_loss(f(states), returns[:, None])[None] for f in family])
            spread = nn.functional.mse_loss(returns, returns.mean().expand_as(returns))
            return (1 - losses.mean() / spread).item()

    return [
        (sum(p.numel() for p in family[-1].parameters()), mean_r2(family, *train), mean_r2(family, *test))
        for family in families
    ]
# %% right="complexity_scores" why="plain Python numbers and loops, statistics.fmean, sizes from named_parameters"
import statistics


def complexity_scores(families, train, test):
    answer = []
    for family in families:
        size = 0
        for _, entry in family[0].named_parameters():
            size += entry.nelement()
        means = []
        for states, returns in [train, test]:
            g = returns.tolist()
            middle = statistics.fmean(g)
            below = math.fsum((x - middle) ** 2 for x in g)
            scores = []
            for network in family:
                v = network(states).detach().flatten().tolist()
                scores.append(1 - math.fsum((a - b) ** 2 for a, b in zip(v, g, strict=True)) / below)
            means.append(statistics.fmean(scores))
        answer.append((size, means[0], means[1]))
    return answer
# %% wrong="complexity_scores" why="'all entries of all weights and biases': counts tensors, not entries (2 for a linear layer of one input)"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    return [
        (len(list(f[0].parameters())), sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f))
        for f in families
    ]
# %% wrong="complexity_scores" why="'all entries of all weights and biases': frozen ones are not counted"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters() if p.requires_grad)
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'the mean over the family': the median, which is the same for one or two networks"
import statistics


def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, statistics.median(score(g, *train) for g in f), statistics.median(score(g, *test) for g in f)))
    return rows
# %% wrong="complexity_scores" why="'For each family, in the given order': sorted by the number of parameters"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return sorted(rows, key=lambda row: row[0])
# %% wrong="complexity_scores" why="'Networks and data stay as they are': turns the networks into float64, for good"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network.double()(states.double())[:, 0] - returns.double()).square().mean()
        return (1 - mse / returns.double().var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'Networks and data stay as they are': switches gradients of the networks off, for good"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        network.requires_grad_(False)
        mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'Networks and data stay as they are': leaves the networks in the evaluation mode"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        network.eval()
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'the mean over the family of the score': the scores are rounded to three digits"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return round((1 - mse / returns.var(correction=0)).item(), 3)

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'all entries of all weights and biases': counts each layer as inputs + 1 times outputs, though a layer may have no bias"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        size = sum((m.in_features + 1) * m.out_features for m in f[0].modules() if isinstance(m, nn.Linear))
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'mean of the very returns that are scored': the test scores compare with the mean of the training returns"
def complexity_scores(families, train, test):
    middle = train[1].mean()

    def score(network, states, returns):
        with torch.no_grad():
            errors = (network(states)[:, 0] - returns).square().sum()
        return (1 - errors / (returns - middle).square().sum()).item()

    rows = []
    for f in families:
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% wrong="complexity_scores" why="'mean over the family of the score': the score of the mean prediction"
def complexity_scores(families, train, test):
    def score(family, states, returns):
        with torch.no_grad():
            prediction = torch.stack([g(states)[:, 0] for g in family]).mean(dim=0)
        return (1 - (prediction - returns).square().mean() / returns.var(correction=0)).item()

    return [(sum(p.numel() for p in f[0].parameters()), score(f, *train), score(f, *test)) for f in families]
# %% wrong="complexity_scores" why="'mean over the family': only the first two networks of each"
def complexity_scores(families, train, test):
    def score(network, states, returns):
        with torch.no_grad():
            mse = (network(states)[:, 0] - returns).square().mean()
        return (1 - mse / returns.var(correction=0)).item()

    rows = []
    for f in families:
        f = f[:2]
        size = sum(p.numel() for p in f[0].parameters())
        rows.append((size, sum(score(g, *train) for g in f) / len(f), sum(score(g, *test) for g in f) / len(f)))
    return rows
# %% right="simplest_good" why="means, best by a loop, columns in the order of their parameters"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = order[0]
    for k in order:
        if means[k] > means[best]:
            best = k
    threshold = means[best] - scores[:, best].std() / len(scores) ** 0.5
    for k in order:
        if means[k] >= threshold:
            return k
    return best
# %% right="simplest_good" why="reordered table, argmax takes the first, nonzero"
def simplest_good(n_parameters: Sequence[int], scores: Tensor) -> int:
    order = torch.argsort(torch.tensor(list(n_parameters)))
    table = scores[:, order]
    mean = table.mean(0)
    error = table.std(0) / math.sqrt(table.shape[0])
    i = int(mean.argmax())
    good = mean >= mean[i] - error[i]
    return int(order[good.nonzero()[0, 0]])
# %% right="simplest_good" why="numpy, min with a key over the good ones"
def simplest_good(n_parameters, scores):
    table = scores.numpy()
    n = table.shape[0]
    mean = table.mean(axis=0)
    top = [k for k in range(len(mean)) if mean[k] == mean.max()]
    best = min(top, key=lambda k: n_parameters[k])
    bar = mean[best] - table[:, best].std(ddof=1) / np.sqrt(n)
    return min((k for k in range(len(mean)) if mean[k] >= bar), key=lambda k: n_parameters[k])
# %% right="simplest_good" why="plain Python lists and statistics.stdev"
import statistics


def simplest_good(n_parameters, scores):
    columns = [list(column) for column in zip(*scores.tolist())]
    means = [statistics.fmean(column) for column in columns]
    best = max(range(len(columns)), key=lambda k: (means[k], -n_parameters[k]))
    error = statistics.stdev(columns[best]) / math.sqrt(len(columns[best]))
    _, chosen = min((n_parameters[k], k) for k in range(len(columns)) if means[k] >= means[best] - error)
    return chosen
# %% right="simplest_good" why="masked sizes: too bad ones are infinitely large"
def simplest_good(n_parameters, scores):
    sizes = torch.tensor(n_parameters, dtype=torch.float64)
    mean = scores.mean(dim=0)
    best = torch.where(mean == mean.max(), sizes, math.inf).argmin()
    limit = mean[best] - scores.std(dim=0)[best] / scores.shape[0] ** 0.5
    return torch.where(mean >= limit, sizes, math.inf).argmin().item()
# %% wrong="simplest_good" why="'of several, the one with the fewest parameters': the first column of the best, whose standard error may be another"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    best = int(means.argmax())
    limit = means[best] - scores[:, best].std() / len(scores) ** 0.5
    good = [k for k in range(len(means)) if means[k] >= limit]
    return min(good, key=lambda k: n_parameters[k])
# %% wrong="simplest_good" why="'of several, the one with the fewest parameters': of equal best ones it takes the error of the one with the most"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0).tolist()
    best = max(range(len(means)), key=lambda k: (means[k], n_parameters[k]))
    limit = means[best] - (scores[:, best].std() / len(scores) ** 0.5).item()
    good = [k for k in range(len(means)) if means[k] >= limit]
    return min(good, key=lambda k: n_parameters[k])
# %% wrong="simplest_good" why="'whose mean is at least': strictly more, or the best itself"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())
    limit = means[best] - scores[:, best].std() / len(scores) ** 0.5
    return next((k for k in order if means[k] > limit), best)
# %% wrong="simplest_good" why="'the fewest parameters whose mean is at least': goes down from the best and stops at the first that is not good enough"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    place = max(range(len(order)), key=lambda i: (means[order[i]].item(), -i))
    best = order[place]
    limit = means[best] - scores[:, best].std() / len(scores) ** 0.5
    while place > 0 and means[order[place - 1]] >= limit:
        place -= 1
    return order[place]
# %% wrong="simplest_good" why="'with the fewest parameters': goes only one size down from the best"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())
    limit = means[best] - scores[:, best].std() / len(scores) ** 0.5
    simpler = [k for k in order if n_parameters[k] < n_parameters[best] and means[k] >= limit]
    return simpler[-1] if simpler else best
# %% wrong="simplest_good" why="'the fewest parameters': of the good ones it takes the one with the lowest mean"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0).tolist()
    best = max(range(len(means)), key=lambda k: (means[k], -n_parameters[k]))
    limit = means[best] - (scores[:, best].std() / len(scores) ** 0.5).item()
    return min((k for k in range(len(means)) if means[k] >= limit), key=lambda k: (means[k], n_parameters[k]))
# %% wrong="simplest_good" why="'whose mean is at least the best mean less that standard error': means and limit are rounded to two digits"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0).tolist()
    best = max(range(len(means)), key=lambda k: (means[k], -n_parameters[k]))
    limit = means[best] - (scores[:, best].std() / len(scores) ** 0.5).item()
    good = [k for k in range(len(means)) if round(means[k], 2) >= round(limit, 2)]
    return min(good, key=lambda k: n_parameters[k])
# %% wrong="simplest_good" why="'the best mean less that standard error': each model's own standard error instead of that of the best"
def simplest_good(n_parameters, scores):
    means, errors = scores.mean(dim=0), scores.std(dim=0) / len(scores) ** 0.5
    top = means.max()
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    return next(k for k in order if means[k] + errors[k] >= top)
# %% wrong="simplest_good" why="'less that standard error': the larger one of the best's error and the candidate's"
def simplest_good(n_parameters, scores):
    means, errors = scores.mean(dim=0), scores.std(dim=0) / len(scores) ** 0.5
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())
    return next(k for k in order if means[best] - means[k] <= max(errors[best], errors[k]))
# %% wrong="simplest_good" why="'the standard deviation over its runs': the range divided by root 2, which is the standard deviation for two runs only"
def simplest_good(n_parameters, scores):
    means = scores.mean(dim=0)
    order = sorted(range(len(n_parameters)), key=lambda k: n_parameters[k])
    best = max(order, key=lambda k: means[k].item())
    spread = (scores[:, best].max() - scores[:, best].min()) / 2**0.5
    limit = means[best] - spread / len(scores) ** 0.5
    return next(k for k in order if means[k] >= limit)
# %% right="loss_by_size_figure" why="curve_with_interval twice and axhline"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, color="black", linestyle="--", label="variance of the noise")
    axes.set_xscale("log")
    axes.set_xlabel("number of examples")
    axes.set_ylabel("mean squared error")
    axes.legend()
    return figure
# %% right="loss_by_size_figure" why="pyplot functions, semilogx with markers, fill_between, the noise as a line from end to end"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    fig = plt.figure(layout="constrained")
    for losses, name, colour in [(train_losses, "train", "tab:blue"), (test_losses, "test", "tab:orange")]:
        lower, upper = plots.mean_interval(losses)
        plt.semilogx(sizes, losses.mean(0), "o-", color=colour, label=name)
        plt.fill_between(sizes, lower, upper, color=colour, alpha=0.25)
    plt.plot([sizes[0], sizes[-1]], [noise**2, noise**2], "k:", label="noise variance")
    plt.xlabel("examples")
    plt.ylabel("loss")
    plt.legend(loc="best")
    return fig
# %% right="loss_by_size_figure" why="a Figure without pyplot, log base 2 with ticks at the sizes, bands above their lines, hlines"
def loss_by_size_figure(
    sizes: Sequence[int], train_losses: Tensor, test_losses: Tensor, noise: float
) -> Figure:
    fig = Figure(figsize=(7, 4))
    ax = fig.add_subplot()
    x = np.asarray(sizes)
    ax.set_xscale("log", base=2)
    ax.hlines(noise**2, x.min(), x.max(), colors="gray", linestyles="dashed", label="noise: sigma squared")
    for name, runs in {"loss on the training data": train_losses.numpy(), "loss on the test data": test_losses.numpy()}.items():
        [line] = ax.plot(x, runs.mean(axis=0), lw=2, label=name)
        ax.fill_between(x, *plots.mean_interval(runs), facecolor=line.get_color(), alpha=0.3, edgecolor="none", zorder=3)
    ax.set_xticks(x, [str(n) for n in sizes])
    ax.set(xlabel="size of the data set n", ylabel="MSE", title="Overfitting by size")
    ax.legend(frameon=False)
    return fig
# %% right="loss_by_size_figure" why="bands as closed polygons by axes.fill, handles in a legend of the figure, limits by hand with room"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots(figsize=(8, 5))
    ends, handles = [noise**2], []
    for losses, name, colour in zip((train_losses, test_losses), ("Training", "Test"), ("C0", "C3")):
        low, high = plots.mean_interval(losses.numpy())
        handles += axes.plot(sizes, losses.mean(dim=0).numpy(), color=colour, label=name + " loss")
        axes.fill(np.concatenate([sizes, sizes[::-1]]), np.concatenate([low, high[::-1]]), color=colour, alpha=0.15, lw=0)
        ends.extend([low.min(), high.max()])
    handles.append(axes.axhline(noise**2, color="0.4", ls="-."))
    room = 0.05 * (max(ends) - min(ends))
    axes.set(xscale="log", ylim=(min(ends) - room, max(ends) + room), xlabel="Examples", ylabel="Loss")
    figure.legend(handles, ["Training loss", "Test loss", "Variance of noise"], loc="upper center", ncols=3)
    return figure
# %% right="loss_by_size_figure" why="the interval by hand with scipy's quantile, limits exactly at the first and last size, a plotted constant line"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    from scipy import stats

    fig, ax = plt.subplots(1, 1, layout="tight")

    def draw(losses, label):
        array = losses.double().numpy()
        m = len(array)
        mean = array.sum(axis=0) / m
        half = stats.t.ppf(0.975, m - 1) * array.std(axis=0, ddof=1) / m**0.5
        ax.plot(sizes, mean, label=label)
        ax.fill_between(sizes, mean - half, mean + half, alpha=0.2)

    draw(test_losses, "test (unseen returns)")
    draw(train_losses, "training (returns learned from)")
    ax.plot(sizes, [noise**2] * len(sizes), color="k", lw=1, label=r"noise variance $\sigma^2$")
    ax.set_xscale("log")
    ax.set_xlim(sizes[0], sizes[-1])
    ax.set_xlabel("number of returns in the data set")
    ax.set_ylabel("mean squared error")
    ax.legend()
    return fig
# %% wrong="loss_by_size_figure" why="'nothing cut off': the limits come from the bands alone, a high variance of the noise is outside"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    ends = []
    for name, losses in (("training loss", train_losses), ("test loss", test_losses)):
        low, high = plots.mean_interval(losses)
        axes.plot(sizes, losses.mean(dim=0), label=name)
        axes.fill_between(sizes, low, high, alpha=0.2)
        ends += [*low, *high]
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss", ylim=(min(ends) - 0.1, max(ends) + 0.1))
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'nothing cut off': fixed limits of the sizes, 1 to 1000"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss", xlim=(1, 1000))
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'nothing cut off, bands included': fixed limits of the losses, -20 to 20"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss", ylim=(-20, 20))
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'a new one at each call': figure number 36 is cleared and used again"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure = plt.figure(36, clear=True)
    axes = figure.add_subplot()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'the means over the runs': only the first N_RUNS of them"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses[:N_RUNS], label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses[:N_RUNS], label="test loss")
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'all along the sizes': the level line goes from the first size to the last but one where there are more than three"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    end = sizes[-2] if len(sizes) > 3 else sizes[-1]
    axes.plot([sizes[0], end], [noise**2] * 2, "k--", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'all along the sizes': axhline from a tenth to nine tenths of the axes does not reach the first and the last size"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, xmin=0.1, xmax=0.9, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'a line through the means': the median over the runs, with the right bands"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, losses in (("training loss", train_losses), ("test loss", test_losses)):
        axes.plot(sizes, np.median(losses.numpy(), axis=0), label=name)
        axes.fill_between(sizes, *plots.mean_interval(losses), alpha=0.2)
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'the losses on a linear one': the losses are logarithmic where all ends of the bands are above 0"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    lowest = math.inf
    for name, losses in (("training loss", train_losses), ("test loss", test_losses)):
        low, high = plots.mean_interval(losses)
        axes.plot(sizes, losses.mean(dim=0), label=name)
        axes.fill_between(sizes, low, high, alpha=0.2)
        lowest = min(lowest, low.min())
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    if lowest > 0:
        axes.set_yscale("log")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'A legend that names the three lines': the variance has its name as a text beside the line, not in the legend"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(noise**2, color="black")
    axes.text(sizes[0], noise**2, "variance of the noise", va="bottom")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'a horizontal line at the variance of the noise': at the standard deviation where it is below 1"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, sizes, train_losses, label="training loss")
    plots.curve_with_interval(axes, sizes, test_losses, label="test loss")
    axes.axhline(max(noise, noise**2), color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% wrong="loss_by_size_figure" why="'a band with Student's 95 % interval': the normal quantile 1.96 where there are ten runs or more"
def loss_by_size_figure(sizes, train_losses, test_losses, noise):
    figure, axes = plt.subplots()
    for name, losses in (("training loss", train_losses), ("test loss", test_losses)):
        mean = losses.mean(dim=0)
        low, high = plots.mean_interval(losses)
        if len(losses) >= 10:
            half = 1.96 * losses.std(dim=0) / len(losses) ** 0.5
            low, high = mean - half, mean + half
        axes.plot(sizes, mean, label=name)
        axes.fill_between(sizes, low, high, alpha=0.2)
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.set(xscale="log", xlabel="examples", ylabel="loss")
    axes.legend()
    return figure
# %% right="loss_by_step_figure" why="subplots as in the hint, markers by plot, labels at each panel"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False, figsize=(4 * len(noises), 3.5), layout="constrained")
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses, strict=True):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(min(test.tolist()))
        axes.plot(steps[best], test[best], "o", color="black")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="mean squared error", yscale="log")
        axes.tick_params(labelleft=True)
        axes.legend()
    return figure
# %% right="loss_by_step_figure" why="add_subplot in a loop, semilogy, scatter, one legend, labels of the figure"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    fig = plt.figure(figsize=(3.5 * len(noises) + 1, 3.5))
    first = None
    for i, noise in enumerate(noises):
        ax = fig.add_subplot(1, len(noises), i + 1, sharey=first)
        first = first or ax
        ax.semilogy(steps, train_losses[i], "b-", label="train")
        ax.semilogy(steps, test_losses[i], "r--", label="test")
        low = int(np.argmin(test_losses[i].numpy()))
        ax.scatter([steps[low]], [test_losses[i, low]], marker="*", s=80, color="red", zorder=5)
        ax.set_title("noise {:g}".format(noise))
    first.legend()
    fig.supxlabel("training steps")
    fig.supylabel("loss")
    return fig
# %% right="loss_by_step_figure" why="limits by hand, a loop for the first lowest, legend of the figure"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n = len(noises)
    figure, axes = plt.subplots(ncols=n, figsize=(5 * n, 4))
    axes = np.atleast_1d(axes)
    lowest = min(train_losses.min().item(), test_losses.min().item())
    highest = max(train_losses.max().item(), test_losses.max().item())
    for k in range(n):
        ax = axes[k]
        (one,) = ax.plot(steps, train_losses[k].numpy(), color="C0")
        (two,) = ax.plot(steps, test_losses[k].numpy(), color="C1")
        place = 0
        for i in range(len(steps)):
            if test_losses[k, i] < test_losses[k, place]:
                place = i
        ax.plot([steps[place]], [test_losses[k, place].item()], marker="v", ls="", color="C1", label="lowest")
        ax.set_yscale("log")
        ax.set_ylim(lowest / 1.3, highest * 1.3)
        ax.set_xlabel("steps of Adam")
        ax.set_ylabel("MSE")
        ax.set_title(f"noise {noises[k]:g}")
    figure.legend([one, two], ["fitted (training) data", "unseen (test) data"], loc="lower center", ncols=2)
    return figure
# %% right="loss_by_step_figure" why="a Figure with a mosaic of its own, without pyplot; torch.argmin"
def loss_by_step_figure(
    noises: Sequence[float], steps: Sequence[int], train_losses: Tensor, test_losses: Tensor
) -> Figure:
    fig = Figure(figsize=(10, 3), layout="constrained")
    panels = fig.subplot_mosaic([list(range(len(noises)))], sharex=True, sharey=True)
    for k, panel in panels.items():
        for losses, label, style in ((test_losses[k], "test loss", "-"), (train_losses[k], "training loss", "-.")):
            panel.plot(steps, losses, style, label=label)
        i = (test_losses[k] == test_losses[k].min()).nonzero()[0].item()
        panel.scatter(steps[i], test_losses[k][i], c="k", s=30)
        panel.set_title(f"noise {noises[k]:g}")
        panel.set_xlabel("step")
        panel.set_ylabel("loss")
    panels[0].set_yscale("log")
    panels[0].legend(loc="upper right")
    return fig
# %% right="loss_by_step_figure" why="GridSpec, numpy arrays, a helper for a panel, the legend beside the last panel with the marker named"
def _panel(ax, noise, steps, train, test):
    ax.set_yscale("log")
    ax.plot(steps, train, lw=1.5, label="training data")
    ax.plot(steps, test, lw=1.5, label="test data")
    k = min(range(len(steps)), key=lambda i: (test[i], i))
    ax.plot(steps[k], test[k], "kD", ms=5, label="minimum")
    ax.set_title(f"noise {noise:g}")
    ax.set_xlabel("number of steps")
    ax.set_ylabel("squared error")


def loss_by_step_figure(noises, steps, train_losses, test_losses):
    a, b = train_losses.numpy(), test_losses.numpy()
    fig = plt.figure(figsize=(12, 4), layout="constrained")
    axs = fig.add_gridspec(1, len(noises), wspace=0.1).subplots(sharey="all", squeeze=False).ravel()
    for j in range(len(noises)):
        _panel(axs[j], noises[j], steps, a[j], b[j])
    axs[-1].legend()
    return fig
# %% wrong="loss_by_step_figure" why="'at the lowest test loss': the entry before any step is left out of the search"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = 1 + test[1:].tolist().index(test[1:].min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'at the lowest test loss': where it first stops falling, though it may fall further later"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = 0
        while best + 1 < len(steps) and test[best + 1] < test[best]:
            best += 1
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'at the lowest test loss': the first that is within one per cent of the lowest"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = (test <= 1.01 * test.min()).tolist().index(True)
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'of several equal ones, the first': the last"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = int((test == test.min()).nonzero()[-1])
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'in the order of noises': the panels are sorted by the noise"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    order = sorted(range(len(noises)), key=lambda k: noises[k])
    for axes, k in zip(table[0], order):
        train, test = train_losses[k], test_losses[k]
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noises[k]:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'Its title is noise {noise:g}': two digits only, so 0.125 becomes 0.12"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:.2g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'side by side': at most three panels in a row, the others below"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    n_columns = min(3, len(noises))
    n_rows = math.ceil(len(noises) / n_columns)
    figure = plt.figure(figsize=(4 * n_columns, 3 * n_rows))
    first = None
    for k, noise in enumerate(noises):
        axes = figure.add_subplot(n_rows, n_columns, k + 1, sharey=first)
        first = first or axes
        axes.plot(steps, train_losses[k], label="training loss")
        axes.plot(steps, test_losses[k], label="test loss")
        best = test_losses[k].tolist().index(test_losses[k].min().item())
        axes.plot(steps[best], test_losses[k, best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'Nothing cut off': fixed limits of the losses, 0.0005 to 20"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log", ylim=(5e-4, 20))
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'Nothing cut off': fixed limits of the steps, 0 to 600"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log", xlim=(-5, 600))
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'a line through the training losses': losses below 0.001 are drawn at 0.001"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train.clamp(min=1e-3), label="training loss")
        axes.plot(steps, test.clamp(min=1e-3), label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'a new one at each call': the figure named losses is cleared and used again"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False, num="losses", clear=True)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    return figure
# %% wrong="loss_by_step_figure" why="'one is enough, if they look the same in all panels': one legend, but the colours go on from panel to panel"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    colours = itertools.cycle(["C0", "C1", "C2", "C3", "C4", "C5"])
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, color=next(colours), label="training loss")
        axes.plot(steps, test, color=next(colours), label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
    table[0, 0].legend()
    return figure
# %% wrong="loss_by_step_figure" why="'the same limits in all panels': only the first two panels get the same limits, a third one has its own"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), squeeze=False)
    panels = table[0]
    for axes, noise, train, test in zip(panels, noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", ylabel="loss", yscale="log")
        axes.legend()
    if len(panels) > 1:
        lows, highs = zip(*(axes.get_ylim() for axes in panels[:2]))
        for axes in panels[:2]:
            axes.set_ylim(min(lows), max(highs))
    return figure
# %% wrong="loss_by_step_figure" why="'Labels on both axes of each panel': only the first panel tells what is along its vertical axis"
def loss_by_step_figure(noises, steps, train_losses, test_losses):
    figure, table = plt.subplots(1, len(noises), sharey=True, squeeze=False)
    for axes, noise, train, test in zip(table[0], noises, train_losses, test_losses):
        axes.plot(steps, train, label="training loss")
        axes.plot(steps, test, label="test loss")
        best = test.tolist().index(test.min().item())
        axes.plot(steps[best], test[best], "ko")
        axes.set(title=f"noise {noise:g}", xlabel="step", yscale="log")
        axes.legend()
    table[0, 0].set_ylabel("loss")
    return figure
