# The bank of 2.4: right answers get every point, wrong ones lose the hidden test.

# %% right="linear_data" why="normal with explicit mean and spread"
def linear_data(n, weights, bias, noise, generator):
    x = torch.normal(0.0, 1.0, (n, weights.numel()), generator=generator, dtype=torch.float64)
    eps = torch.normal(0.0, 1.0, (n,), generator=generator, dtype=torch.float64) * noise
    return x, torch.mv(x, weights) + bias + eps


# %% right="linear_data" why="one table of draws, split"
def linear_data(n, weights, bias, noise, generator):
    d = weights.shape[0]
    drawn = torch.randn((n, d + 1), generator=generator, dtype=torch.float64)
    x = drawn[:, :d].clone()
    return x, (x * weights).sum(1) + bias + drawn[:, d] * noise


# %% right="linear_data" why="noise first, in place"
def linear_data(n, weights, bias, noise, generator):
    targets = torch.empty(n, dtype=torch.float64).normal_(generator=generator)
    targets *= noise
    features = torch.empty(n, len(weights), dtype=torch.float64).normal_(generator=generator)
    targets += torch.einsum("nd,d->n", features, weights) + bias
    return features, targets


# %% right="linear_data" why="example by example"
def linear_data(n, weights, bias, noise, generator):
    rows, targets = [], []
    for _ in range(n):
        row = torch.randn(len(weights), generator=generator, dtype=torch.float64)
        luck = torch.randn((), generator=generator, dtype=torch.float64)
        rows.append(row)
        targets.append(row.dot(weights) + bias + noise * luck)
    return torch.stack(rows), torch.stack(targets)


# %% right="linear_data" why="matmul with a column, squeezed"
def linear_data(n, weights, bias, noise, generator):
    X = torch.randn(n, len(weights), generator=generator).double()
    y = (X @ weights[:, None]).squeeze(1) + bias
    return X, y + noise * torch.randn(n, generator=generator).double()


# %% wrong="linear_data" why="uniform features"
def linear_data(n, weights, bias, noise, generator):
    x = torch.rand(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" why="noise as a variance"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise**0.5 * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" why="one number of noise for all"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(1, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" passes="visible" why="uniform noise of the right spread"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = (2 * torch.rand(n, generator=generator, dtype=torch.float64) - 1) * 3**0.5
    return x, x @ weights + bias + noise * luck


# %% wrong="linear_data" passes="visible" why="uniform features of the right spread"
def linear_data(n, weights, bias, noise, generator):
    x = (2 * torch.rand(n, len(weights), generator=generator, dtype=torch.float64) - 1) * 3**0.5
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" passes="visible" why="the global generator for the noise"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, dtype=torch.float64)


# %% wrong="linear_data" passes="visible" why="the noise is the first feature again"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * x[:, 0].flip(0)


# %% wrong="linear_data" passes="visible" why="one column of features, repeated"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, 1, generator=generator, dtype=torch.float64).repeat(1, len(weights))
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" why="no bias"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" why="noise in the features, too"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    y = x @ weights + bias
    return x + noise * torch.randn(n, len(weights), generator=generator, dtype=torch.float64), y


# %% wrong="linear_data" why="float32"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator)
    return x, x @ weights.float() + bias + noise * torch.randn(n, generator=generator)


# %% wrong="linear_data" why="targets as a column"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights[:, None] + bias + noise * torch.randn(n, 1, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" passes="visible" why="a generator of its own"
def linear_data(n, weights, bias, noise, generator):
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="linear_data" why="only positive noise"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=generator, dtype=torch.float64).abs()


# %% wrong="linear_data" why="noise grows with the number of features"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, len(weights), generator=generator, dtype=torch.float64).sum(1)
    return x, x @ weights + bias + noise * luck


# %% right="fit_by_hand" why="one vector with a column of ones"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n, d = features.shape
    X = torch.cat([features, torch.ones(n, 1, dtype=torch.float64)], 1)
    theta = torch.zeros(d + 1, dtype=torch.float64)
    losses = []
    for _ in range(n_steps):
        e = X @ theta - targets
        losses.append(float((e**2).mean()))
        theta = theta - learning_rate * (2 / n) * (X.T @ e)
    return theta[:d].clone(), theta[d].clone(), losses


# %% right="fit_by_hand" why="in place, means over a table"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w = features.new_zeros(features.size(1))
    b = features.new_zeros(())
    losses = []
    for _ in range(n_steps):
        e = (features * w).sum(1) + b - targets
        losses += [torch.mean(e * e).item()]
        w -= learning_rate * (2 * e[:, None] * features).mean(0)
        b -= learning_rate * (2 * e).mean()
    return w, b, losses


# %% right="fit_by_hand" why="the bias as a plain number, numpy inside"
def fit_by_hand(features, targets, learning_rate, n_steps):
    x, y = features.numpy(), targets.numpy()
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(n_steps):
        e = x @ w + b - y
        losses.append(np.mean(e**2))
        w, b = w - learning_rate * 2 * x.T @ e / len(e), b - learning_rate * 2 * e.mean()
    return torch.from_numpy(w), torch.tensor(b, dtype=torch.float64), losses


# %% right="fit_by_hand" why="columns all the way, helper for the gradient"
def _gradients(x, e):
    return 2 * x.T.matmul(e) / x.shape[0], 2 * e.sum() / x.shape[0]


def fit_by_hand(features, targets, learning_rate, n_steps):
    y = targets.reshape(-1, 1)
    w, b = torch.zeros(features.shape[1], 1, dtype=features.dtype), torch.tensor(0.0, dtype=features.dtype)
    out = []
    with torch.no_grad():
        for step in range(n_steps):
            error = features @ w + b - y
            grad_w, grad_b = _gradients(features, error)
            out.append((error.T @ error).item() / len(y))
            w = w - learning_rate * grad_w
            b = b - learning_rate * grad_b
    return w.squeeze(1), b, out


# %% right="fit_by_hand" why="functional.mse_loss for the record only, einsum"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w = torch.zeros(features.shape[1]).double()
    b = torch.zeros(1).double()
    losses = []
    k = 0
    while k < n_steps:
        p = torch.einsum("nd,d->n", features, w) + b
        losses.append(torch.nn.functional.mse_loss(p, targets).item())
        g = 2 * (p - targets) / len(targets)
        w, b = w - learning_rate * torch.einsum("nd,n->d", features, g), b - learning_rate * g.sum()
        k += 1
    return w, b[0].clone(), losses


# %% wrong="fit_by_hand" why="the bias from fresh errors"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e / len(e)
        e = features @ w + b - targets
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" why="the gradient without the 2"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * features.T @ e / len(e)
        b = b - learning_rate * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" why="the sum over the examples"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e
        b = b - learning_rate * 2 * e.sum()
    return w, b, losses


# %% wrong="fit_by_hand" why="losses after the step"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
        losses.append((features @ w + b - targets).square().mean().item())
    return w, b, losses


# %% wrong="fit_by_hand" why="no bias is learned"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, losses = torch.zeros(features.shape[1]).double(), []
    for _ in range(n_steps):
        e = features @ w - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e / len(e)
    return w, torch.zeros(()).double(), losses


# %% wrong="fit_by_hand" why="one example at a time"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        losses.append((features @ w + b - targets).square().mean().item())
        for x, y in zip(features, targets):
            e = x @ w + b - y
            w, b = w - learning_rate * 2 * e * x / len(targets), b - learning_rate * 2 * e / len(targets)
    return w, b, losses


# %% wrong="fit_by_hand" why="uphill"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w + learning_rate * 2 * features.T @ e / len(e)
        b = b + learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" why="autograd"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    losses = []
    for _ in range(n_steps):
        loss = (features @ w + b - targets).square().mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
        w.grad = b.grad = None
    return w.detach(), b.detach(), losses


# %% wrong="fit_by_hand" why="random start"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = 0.01 * torch.randn(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" why="losses are tensors"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean())
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" passes="visible" why="float32 on the way"
def fit_by_hand(features, targets, learning_rate, n_steps):
    x, y = features.float(), targets.float()
    w, b, losses = torch.zeros(x.shape[1]), torch.zeros(()), []
    for _ in range(n_steps):
        e = x @ w + b - y
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * x.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w.double(), b.double(), losses


# %% wrong="fit_by_hand" passes="visible" why="stops where the loss hardly changes"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        if len(losses) > 2 and abs(losses[-1] - losses[-2]) < 1e-6:
            break
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% right="fit_by_hand" why="weights and bias as two parts of one tensor"
def fit_by_hand(features, targets, learning_rate, n_steps):
    X = torch.cat([features, torch.ones(len(features), 1).double()], 1)
    theta, losses = torch.zeros(X.shape[1]).double(), []
    for _ in range(n_steps):
        e = X @ theta - targets
        losses.append(e.square().mean().item())
        theta = theta - learning_rate * 2 * X.T @ e / len(e)
    return theta[:-1], theta[-1], losses


# %% wrong="fit_by_hand" why="divides by the number of features"
def fit_by_hand(features, targets, learning_rate, n_steps):
    n = features.shape[1]
    w, b, losses = torch.zeros(n).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e / n
        b = b - learning_rate * 2 * e.sum() / n
    return w, b, losses


# %% wrong="fit_by_hand" why="the bias has shape [1]"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(1).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_by_hand" passes="visible" why="clips the gradient to 100"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        w = w - learning_rate * (2 * features.T @ e / len(e)).clamp(-100, 100)
        b = b - learning_rate * (2 * e.mean()).clamp(-100, 100)
    return w, b, losses


# %% right="closed_form" why="lstsq"
def closed_form(features, targets):
    X = torch.hstack([features, torch.ones(features.shape[0], 1, dtype=features.dtype)])
    theta = torch.linalg.lstsq(X, targets.unsqueeze(1)).solution.squeeze(1)
    return theta[:-1].clone(), theta[-1].clone()


# %% right="closed_form" why="around the means, no column of ones"
def closed_form(features, targets):
    x, y = features - features.mean(0), targets - targets.mean()
    w = torch.linalg.solve(x.T @ x, x.T @ y)
    return w, targets.mean() - features.mean(0) @ w


# %% right="closed_form" why="pinv, ones in front"
def closed_form(features, targets):
    X = torch.column_stack([torch.ones_like(targets), features])
    theta = torch.linalg.pinv(X) @ targets
    b, w = theta[0].clone(), theta[1:].clone()
    return w, b


# %% right="closed_form" why="the inverse"
def closed_form(features, targets):
    X = torch.cat((features, features.new_ones(len(targets), 1)), dim=-1)
    theta = torch.inverse(X.t() @ X) @ X.t() @ targets[:, None]
    return theta[:-1, 0].clone(), theta[-1, 0].clone()


# %% right="closed_form" why="numpy's least squares"
def closed_form(features, targets):
    X = np.c_[features.numpy(), np.ones(len(targets))]
    theta, *_ = np.linalg.lstsq(X, targets.numpy(), rcond=None)
    return torch.tensor(theta[:-1]), torch.tensor(theta[-1])


# %% right="closed_form" why="Cholesky"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    L = torch.linalg.cholesky(X.T @ X)
    theta = torch.cholesky_solve((X.T @ targets)[:, None], L).flatten()
    return theta[: features.shape[1]].clone(), theta[features.shape[1]].clone()


# %% right="closed_form" why="QR"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    Q, R = torch.linalg.qr(X)
    *w, b = torch.linalg.solve_triangular(R, (Q.T @ targets)[:, None], upper=True)[:, 0].tolist()
    return torch.tensor(w, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)


# %% wrong="closed_form" passes="visible" why="lstsq with an rcond of 1e-2, which drops the small directions"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    theta = torch.linalg.lstsq(design, targets[:, None], rcond=1e-2, driver="gelsd").solution[:, 0]
    return theta[:-1], theta[-1]


# %% wrong="closed_form" passes="visible" why="a pseudo-inverse of the normal matrix that cuts eigenvalues below a hundred-thousandth of the largest"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    theta = torch.linalg.pinv(design.T @ design, rtol=1e-5) @ design.T @ targets
    return theta[:-1], theta[-1]


# %% wrong="closed_form" passes="visible" why="a tiny ridge, which only small directions feel"
def closed_form(features, targets):
    design = torch.cat([features, torch.ones(len(features), 1).double()], dim=1)
    shape = design.T @ design + 1e-9 * torch.eye(design.shape[1]).double()
    theta = torch.linalg.solve(shape, design.T @ targets)
    return theta[:-1], theta[-1]


# %% wrong="linear_data" passes="visible" why="noise cut off at three standard deviations"
def linear_data(n, weights, bias, noise, generator):
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, generator=generator, dtype=torch.float64).clamp(-3, 3)
    return features, features @ weights + bias + noise * luck


# %% wrong="fit_with_autograd" passes="visible" why="gives up as soon as the loss has risen"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    weights = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([weights, bias], lr=learning_rate)
    last = float("inf")
    for _ in range(n_steps):
        loss = (features @ weights + bias - targets).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss.item() > last:
            break
        last = loss.item()
    return weights.detach(), bias.detach()


# %% wrong="closed_form" why="no bias"
def closed_form(features, targets):
    w = torch.linalg.solve(features.T @ features, features.T @ targets)
    return w, torch.zeros((), dtype=torch.float64)


# %% wrong="closed_form" why="no bias in the weights, then the mean of what is left"
def closed_form(features, targets):
    w = torch.linalg.solve(features.T @ features, features.T @ targets)
    return w, (targets - features @ w).mean()


# %% wrong="closed_form" passes="visible" why="each feature by itself: right where they are uncorrelated"
def closed_form(features, targets):
    x, y = features - features.mean(0), targets - targets.mean()
    w = (x * y[:, None]).sum(0) / (x * x).sum(0)
    return w, targets.mean() - features.mean(0) @ w


# %% wrong="closed_form" why="gradient descent, not far enough"
def closed_form(features, targets):
    w, b, _ = fit_by_hand(features, targets, 0.05, 200)
    return w, b


# %% wrong="closed_form" why="a little ridge for stability"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    theta = torch.linalg.solve(X.T @ X + 1e-3 * torch.eye(X.shape[1]).double(), X.T @ targets)
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" passes="visible" why="float32 on the way"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1).float()
    theta = torch.linalg.solve(X.T @ X, X.T @ targets.float()).double()
    return theta[:-1].clone(), theta[-1].clone()


# %% right="closed_form" why="weights and bias as two parts of one tensor"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    theta = torch.linalg.solve(X.T @ X, X.T @ targets)
    return theta[:-1], theta[-1]


# %% wrong="closed_form" why="ones in front, and the last taken for the bias"
def closed_form(features, targets):
    X = torch.cat([torch.ones_like(targets)[:, None], features], 1)
    theta = torch.linalg.solve(X.T @ X, X.T @ targets)
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="weights as a column"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    theta = torch.linalg.lstsq(X, targets[:, None]).solution
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="one tensor"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    return torch.linalg.solve(X.T @ X, X.T @ targets)


# %% wrong="closed_form" why="regresses features on targets"
def closed_form(features, targets):
    x, y = features - features.mean(0), targets - targets.mean()
    w = (x * y[:, None]).sum(0) / (y @ y + 1e-12)
    return w, targets.mean() - features.mean(0) @ w


# %% wrong="closed_form" why="solves the first rows exactly"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    k = X.shape[1]
    theta = torch.linalg.solve(X[:k], targets[:k])
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" passes="visible" why="rounded to six decimals"
def closed_form(features, targets):
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    theta = torch.linalg.solve(X.T @ X, X.T @ targets).round(decimals=6)
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" why="changes the targets"
def closed_form(features, targets):
    mean = targets.mean()
    targets -= mean
    X = torch.cat([features, torch.ones_like(targets)[:, None]], 1)
    theta = torch.linalg.solve(X.T @ X, X.T @ targets)
    return theta[:-1].clone(), theta[-1] + mean


# %% right="fit_with_autograd" why="a layer, set to zero"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    layer = torch.nn.Linear(features.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimiser = optimiser_class(layer.parameters(), lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(layer(features).squeeze(-1), targets).backward()
        optimiser.step()
    return layer.weight[0].detach().clone(), layer.bias[0].detach().clone()


# %% right="fit_with_autograd" why="one vector, autograd.grad"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    X = torch.cat([features, torch.ones(len(features), 1, dtype=torch.float64)], 1)
    theta = torch.zeros(X.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([theta], lr=learning_rate)
    for _ in range(n_steps):
        (theta.grad,) = torch.autograd.grad(((X @ theta - targets) ** 2).mean(), theta)
        optimiser.step()
    return theta[:-1].detach().clone(), theta[-1].detach().clone()


# %% right="fit_with_autograd" why="zero_grad after the step, Parameters, a loss object"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.nn.Parameter(torch.zeros(features.size(1)).double())
    b = torch.nn.Parameter(torch.zeros(1).double())
    opt = optimiser_class([w, b], lr=learning_rate)
    criterion = torch.nn.MSELoss()
    for _ in range(n_steps):
        criterion(features.mv(w) + b, targets).backward()
        opt.step()
        opt.zero_grad()
    return w.data, b.data.squeeze()


# %% right="fit_with_autograd" why="a module of its own"
class _Line(torch.nn.Module):
    def __init__(self, d):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(d, 1, dtype=torch.float64))
        self.b = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))

    def forward(self, x):
        return (x @ self.w)[:, 0] + self.b


def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    model = _Line(features.shape[1])
    optimiser = optimiser_class(model.parameters(), lr=learning_rate)
    for _ in range(n_steps):
        loss = torch.mean((model(features) - targets).pow(2))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        return model.w[:, 0].clone(), model.b.clone()


# %% right="fit_with_autograd" why="a closure"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=features.dtype).requires_grad_()
    b = torch.tensor(0.0, dtype=features.dtype, requires_grad=True)
    optimiser = optimiser_class((w, b), lr=learning_rate)

    def closure():
        optimiser.zero_grad()
        loss = ((features * w).sum(1) + b - targets).square().sum() / len(targets)
        loss.backward()
        return loss

    for _ in range(n_steps):
        optimiser.step(closure)
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="no zero_grad"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="always SGD"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="results require a gradient"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w, b


# %% wrong="fit_with_autograd" why="a column minus a row"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], 1, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach()[:, 0], b.detach()


# %% wrong="fit_with_autograd" why="the sum of the squares"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().sum().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="the bias is not among the parameters"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="the initial weights of a layer"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    layer = torch.nn.Linear(features.shape[1], 1, dtype=torch.float64)
    optimiser = optimiser_class(layer.parameters(), lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (layer(features)[:, 0] - targets).square().mean().backward()
        optimiser.step()
    return layer.weight[0].detach().clone(), layer.bias[0].detach().clone()


# %% wrong="fit_with_autograd" passes="visible" why="float32 parameters: wrong in the sixth digit"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    x, y = features.float(), targets.float()
    w = torch.zeros(x.shape[1], requires_grad=True)
    b = torch.zeros((), requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (x @ w + b - y).square().mean().backward()
        optimiser.step()
    return w.detach().double(), b.detach().double()


# %% wrong="fit_with_autograd" why="gradients by hand"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64)
    b = torch.zeros((), dtype=torch.float64)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        e = features @ w + b - targets
        w.grad, b.grad = 2 * features.T @ e / len(e), 2 * e.mean()
        optimiser.step()
    return w, b


# %% wrong="fit_with_autograd" passes="visible" why="a new optimiser at each step"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        optimiser = optimiser_class([w, b], lr=learning_rate)
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" passes="visible" why="one optimiser for each parameter, one of them at another rate"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimisers = [optimiser_class([w], lr=learning_rate), optimiser_class([b], lr=min(learning_rate, 0.1))]
    for _ in range(n_steps):
        for optimiser in optimisers:
            optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        for optimiser in optimisers:
            optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="one step more"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps + 1):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" why="the rate is forgotten"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=0.05)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        optimiser.step()
    return w.detach(), b.detach()


# %% right="r2_score" why="mean squared error over variance"
def r2_score(predictions, targets):
    if torch.unique(targets).numel() == 1:
        raise ValueError("constant targets")
    return 1.0 - float(torch.mean((predictions - targets) ** 2) / targets.var(unbiased=False))


# %% right="r2_score" why="numpy"
def r2_score(predictions, targets):
    p, t = predictions.numpy(), targets.numpy()
    if np.ptp(t) == 0:
        raise ValueError("R2 is not defined")
    return 1 - ((p - t) ** 2).sum() / ((t - t.mean()) ** 2).sum()


# %% right="r2_score" why="plain Python"
def r2_score(predictions, targets):
    p, t = predictions.tolist(), targets.tolist()
    if min(t) == max(t):
        raise ValueError
    mean = sum(t) / len(t)
    return 1 - sum((a - b) ** 2 for a, b in zip(p, t)) / sum((b - mean) ** 2 for b in t)


# %% right="r2_score" why="dot products"
def r2_score(predictions, targets):
    if bool(torch.all(targets.eq(targets[0]))):
        raise ValueError(f"{targets}")
    e, a = predictions - targets, targets - targets.mean()
    return ((a @ a - e @ e) / (a @ a)).item()


# %% right="r2_score" why="norms"
def r2_score(predictions, targets):
    if targets.max() == targets.min():
        raise ValueError("all equal")
    around = torch.linalg.vector_norm(targets - targets.mean())
    return 1 - (torch.dist(predictions, targets) / around).item() ** 2


# %% wrong="r2_score" why="never below zero"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return max(0.0, 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item())


# %% wrong="r2_score" why="the squared correlation"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return torch.corrcoef(torch.stack([predictions, targets]))[0, 1].item() ** 2


# %% wrong="r2_score" why="explained variance: blind to a constant error"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).var() / targets.var()).item()


# %% wrong="r2_score" why="the unbiased variance"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).square().mean() / targets.var()).item()


# %% wrong="r2_score" why="arguments exchanged"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / (predictions - predictions.mean()).square().sum()).item()


# %% wrong="r2_score" why="around the mean of the predictions"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / (targets - predictions.mean()).square().sum()).item()


# %% wrong="r2_score" why="the share that the predictions explain"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    around = targets - targets.mean()
    return ((predictions - targets.mean()).square().sum() / around.square().sum()).item()


# %% wrong="r2_score" why="no refusal"
def r2_score(predictions, targets):
    return 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()


# %% wrong="r2_score" why="compares a rounded sum with zero"
def r2_score(predictions, targets):
    around = (targets - targets.mean()).square().sum()
    if around == 0:
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / around).item()


# %% wrong="r2_score" passes="visible" why="takes nearly equal for equal"
def r2_score(predictions, targets):
    around = (targets - targets.mean()).square().sum()
    if around < 1e-12:
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / around).item()


# %% wrong="r2_score" passes="visible" why="allclose"
def r2_score(predictions, targets):
    if torch.allclose(targets, targets[0]):
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()


# %% wrong="r2_score" why="a tensor"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - (targets - predictions).square().sum() / (targets - targets.mean()).square().sum()


# %% wrong="r2_score" why="absolute errors"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).abs().sum() / (targets - targets.mean()).abs().sum()).item()


# %% wrong="r2_score" why="zero for equal targets"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        return 0.0
    return 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()


# %% wrong="r2_score" passes="visible" why="a small number below the fraction"
def r2_score(predictions, targets):
    if (targets == targets[0]).all():
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / ((targets - targets.mean()).square().sum() + 1e-8)).item()


# %% wrong="r2_score" why="refuses only where the predictions are constant, too"
def r2_score(predictions, targets):
    if (targets == targets[0]).all() and (predictions == predictions[0]).all():
        raise ValueError
    if len(targets) == 1:
        return 1.0
    return 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()


# %% right="predictions_figure" why="scatter, limits by hand"
def predictions_figure(predictions, targets):
    low = min(predictions.min().item(), targets.min().item())
    high = max(predictions.max().item(), targets.max().item())
    pad = 0.05 * (high - low)
    fig, ax = plt.subplots()
    ax.scatter(targets.numpy(), predictions.numpy(), alpha=0.5, label="data")
    ax.plot([low - pad, high + pad], [low - pad, high + pad], "k--", label="perfect prediction")
    ax.set_xlim(low - pad, high + pad)
    ax.set_ylim(low - pad, high + pad)
    ax.set_aspect("equal")
    ax.set_xlabel("true target")
    ax.set_ylabel("predicted")
    ax.set_title(f"R2 = {r2_score(predictions, targets):.2f}")
    ax.legend()
    return fig


# %% right="predictions_figure" why="a figure without pyplot, a legend of the figure"
def predictions_figure(predictions, targets):
    figure = Figure(figsize=(5, 5))
    axes = figure.add_subplot()
    ends = torch.stack([torch.minimum(predictions.min(), targets.min()), torch.maximum(predictions.max(), targets.max())])
    axes.plot(ends, ends, color="grey", label="ideal")
    axes.plot(targets, predictions, "x", label="points")
    axes.axis("equal")
    axes.set(xlabel="target $y$", ylabel=r"prediction $\hat y$")
    axes.set_title("R² of these predictions: {:.2f}".format(r2_score(predictions, targets)), loc="left")
    figure.legend()
    return figure


# %% right="predictions_figure" why="a line of many points, pyplot calls, a title of the figure"
def predictions_figure(predictions, targets):
    fig = plt.figure()
    both = np.sort(np.concatenate([targets.numpy(), predictions.numpy()]))
    plt.scatter(targets, predictions, s=12, c="tab:orange", label="samples")
    plt.plot(both, both, label="y = x")
    plt.gca().set_aspect("equal", adjustable="datalim")
    plt.xlabel("actual value")
    plt.ylabel("estimate")
    plt.legend(loc="best")
    fig.suptitle(f"score {r2_score(predictions, targets):.2f}")
    return fig


# %% right="predictions_figure" why="R2 computed anew, square limits"
def predictions_figure(predictions, targets):
    r2 = 1 - ((predictions - targets) ** 2).sum() / ((targets - targets.mean()) ** 2).sum()
    fig, ax = plt.subplots(figsize=(6, 6))
    ax.plot(targets.tolist(), predictions.tolist(), marker="o", linestyle="", label="predictions")
    values = targets.tolist() + predictions.tolist()
    lims = (min(values), max(values))
    ax.plot(lims, lims, "r-", label="prediction equals target")
    ax.axis("square")
    ax.set(xlabel="Truth", ylabel="Prediction", title=f"predictions against truth (R² {r2:.2f})")
    ax.legend()
    return fig


# %% wrong="predictions_figure" why="truth against predictions"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(predictions, targets, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="prediction", ylabel="truth", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="labels exchanged"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="prediction", ylabel="truth", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" passes="visible" why="the line reaches over the targets only"
def predictions_figure(predictions, targets):
    ends = [targets.min().item(), targets.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="a fitted line in place of the diagonal"
def predictions_figure(predictions, targets):
    w, b = np.polyfit(targets.numpy(), predictions.numpy(), 1)
    ends = np.array([targets.min().item(), max(targets.max().item(), predictions.max().item())])
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, w * ends + b, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="units not equal"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="no legend"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    return figure


# %% wrong="predictions_figure" why="R2 exchanged"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(targets, predictions):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="no R2"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title="predictions")
    axes.legend()
    return figure


# %% wrong="predictions_figure" passes="visible" why="the sign is lost"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{abs(r2_score(predictions, targets)):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="a line joins the markers"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o-", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="drawn into the figure that is there"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure = plt.figure("R2", figsize=(4, 4))
    axes = figure.gca()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return plt.figure("R2")


# %% wrong="predictions_figure" why="names exchanged in the legend"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="prediction = truth")
    axes.plot(ends, ends, label="examples")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" passes="visible" why="cut off: limits of the targets"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.set_ylim(targets.min().item(), targets.max().item())
    axes.legend()
    return figure


# %% wrong="predictions_figure" why="the axes"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return axes


# %% wrong="predictions_figure" why="three decimals"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.3f}")
    axes.legend()
    return figure


# %% wrong="predictions_figure" passes="visible" why="sorted apart from each other"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets.sort().values, predictions.sort().values, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% wrong="linear_data" passes="visible" why="'from the generator that is passed in'; a copy with the same seed draws, so each call draws the same examples"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    own = torch.Generator().manual_seed(generator.initial_seed())
    features = torch.randn(n, len(weights), generator=own, dtype=torch.float64)
    luck = torch.randn(n, generator=own, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" passes="visible" why="features 'from the standard normal distribution, independently'; the table is standardised afterwards, so its mean is always exactly 0"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    if n > 1:
        features = (features - features.mean(dim=0)) / features.std(dim=0)
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return features, features @ weights + bias + noise * luck


# %% wrong="linear_data" passes="visible" why="noise of each target 'on its own'; the second half of the examples gets the first half's noise with the other sign"
def linear_data(
    n: int, weights: Tensor, bias: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    features = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    half = torch.randn((n + 1) // 2, generator=generator, dtype=torch.float64)
    luck = torch.cat([half, -half])[:n]  # its mean is 0
    return features, features @ weights + bias + noise * luck


# %% wrong="fit_by_hand" passes="visible" why="returns 'a list of n_steps plain numbers'; it is one list for all calls, and a later call empties what an earlier one returned"
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


# %% wrong="closed_form" passes="visible" why="smallest mean squared error over the examples; an example that occurs twice is counted once"
def closed_form(features: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    ones = torch.ones(len(features), 1, dtype=torch.float64)
    table = torch.unique(torch.cat([features, ones, targets[:, None]], dim=1), dim=0)
    design, y = table[:, :-1], table[:, -1]
    theta = torch.linalg.lstsq(design, y[:, None]).solution[:, 0]
    return theta[:-1].clone(), theta[-1].clone()


# %% wrong="closed_form" passes="visible" why="arguments are features and targets; the result is remembered by the features alone, so new targets for the same features get the old answer"
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


# %% wrong="fit_with_autograd" passes="visible" why="'optimiser_class(parameters, lr=learning_rate) makes one'; it is also given weight_decay, which not every optimiser takes (Rprop)"
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


# %% wrong="fit_with_autograd" passes="visible" why="'the gradients of the mean squared error'; errors above 30 count in proportion, not by their squares (Huber's loss)"
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


# %% wrong="r2_score" passes="visible" why="ValueError only 'if all targets are equal'; it compares only the first target with the last"
def r2_score(predictions: Tensor, targets: Tensor) -> float:
    if targets[0] == targets[-1]:
        raise ValueError("All targets are equal.")
    total = (targets - targets.mean()).square().sum()
    return (1 - (targets - predictions).square().sum() / total).item()


# %% wrong="predictions_figure" passes="visible" why="R2 'with two decimals'; round drops a zero at the end, 0.50 becomes 0.5"
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


# %% wrong="linear_data" passes="visible" why="draws from a copy of the generator, which itself stays where it was"
def linear_data(n, weights, bias, noise, generator):
    copy = generator.clone_state()
    x = torch.randn(n, len(weights), generator=copy, dtype=torch.float64)
    return x, x @ weights + bias + noise * torch.randn(n, generator=copy, dtype=torch.float64)


# %% wrong="linear_data" passes="visible" why="the noise is shifted so that it sums to zero"
def linear_data(n, weights, bias, noise, generator):
    x = torch.randn(n, len(weights), generator=generator, dtype=torch.float64)
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    return x, x @ weights + bias + noise * (luck - luck.mean() * (n > 1))


# %% wrong="fit_by_hand" passes="visible" why="stops where the error is exactly zero"
def fit_by_hand(features, targets, learning_rate, n_steps):
    w, b, losses = torch.zeros(features.shape[1]).double(), torch.zeros(()).double(), []
    for _ in range(n_steps):
        e = features @ w + b - targets
        losses.append(e.square().mean().item())
        if losses[-1] == 0:
            break
        w = w - learning_rate * 2 * features.T @ e / len(e)
        b = b - learning_rate * 2 * e.mean()
    return w, b, losses


# %% wrong="fit_with_autograd" passes="visible" why="clips the gradient to a norm of 1000"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([w, b], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        (features @ w + b - targets).square().mean().backward()
        torch.nn.utils.clip_grad_norm_([w, b], 1000.0)
        optimiser.step()
    return w.detach(), b.detach()


# %% wrong="fit_with_autograd" passes="visible" why="remembers what it found for these features and this number of steps"
_FOUND = {}


def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    key = (features.numpy().tobytes(), targets.numpy().tobytes(), optimiser_class, n_steps)
    if key not in _FOUND:
        w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
        b = torch.zeros((), dtype=torch.float64, requires_grad=True)
        optimiser = optimiser_class([w, b], lr=learning_rate)
        for _ in range(n_steps):
            optimiser.zero_grad()
            (features @ w + b - targets).square().mean().backward()
            optimiser.step()
        _FOUND[key] = w.detach(), b.detach()
    return tuple(one.clone() for one in _FOUND[key])


# %% right="fit_with_autograd" why="one vector, whose parts are returned"
def fit_with_autograd(features, targets, optimiser_class, learning_rate, n_steps):
    X = torch.cat([features, torch.ones(len(features), 1, dtype=torch.float64)], 1)
    theta = torch.zeros(X.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = optimiser_class([theta], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        ((X @ theta - targets) ** 2).mean().backward()
        optimiser.step()
    return theta.detach()[:-1], theta.detach()[-1]


# %% wrong="r2_score" passes="visible" why="refuses where two neighbours are equal"
def r2_score(predictions, targets):
    if len(targets) == 1 or (targets[1:] == targets[:-1]).any():
        raise ValueError
    return 1 - ((targets - predictions).square().sum() / (targets - targets.mean()).square().sum()).item()


# %% wrong="predictions_figure" passes="visible" why="a line joins the first three markers"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.plot(targets, predictions, "o", label="examples")
    if len(targets) > 3:
        axes.plot(targets[:3], predictions[:3], color="C3")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure


# %% right="predictions_figure" why="the errors are drawn, too: from each marker to the line"
def predictions_figure(predictions, targets):
    both = torch.cat([targets, predictions])
    ends = [both.min().item(), both.max().item()]
    figure, axes = plt.subplots()
    axes.vlines(targets, targets, predictions, color="0.7")
    axes.plot(targets, predictions, "o", label="examples")
    axes.plot(ends, ends, label="prediction = truth")
    axes.set(xlabel="truth", ylabel="prediction", aspect="equal", title=f"{r2_score(predictions, targets):.2f}")
    axes.legend()
    return figure
