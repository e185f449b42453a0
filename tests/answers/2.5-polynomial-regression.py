# The bank of 2.5: right answers get every point, wrong ones lose the hidden test.

# %% right="polynomial_data" why="Horner, uniform_ and normal_"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.empty(n, dtype=torch.float64).uniform_(low, high, generator=generator)
    values = torch.zeros(n, dtype=torch.float64)
    for c in coefficients.flip(0):
        values = values * x + c
    eps = torch.empty(n, dtype=torch.float64).normal_(0.0, 1.0, generator=generator)
    return x, values, values + eps * noise


# %% right="polynomial_data" why="a matrix of powers, noise drawn first"
def polynomial_data(coefficients, n, low, high, noise, generator):
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    x = torch.rand(n, generator=generator, dtype=torch.float64) * (high - low) + low
    values = x[:, None] ** torch.arange(len(coefficients)) @ coefficients
    return x, values, torch.add(values, luck, alpha=noise)


# %% right="polynomial_data" why="example by example"
def polynomial_data(coefficients, n, low, high, noise, generator):
    rows = []
    for _ in range(n):
        x = low + (high - low) * torch.rand((), generator=generator, dtype=torch.float64).item()
        value = sum(c * x**k for k, c in enumerate(coefficients.tolist()))
        rows.append((x, value, value + noise * torch.randn((), generator=generator, dtype=torch.float64).item()))
    inputs, values, targets = (torch.tensor(column, dtype=torch.float64) for column in zip(*rows))
    return inputs, values, targets


# %% right="polynomial_data" why="numpy's polyval, coefficients reversed"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.lerp(torch.tensor(low).double(), torch.tensor(high).double(), torch.rand(n, dtype=torch.float64, generator=generator))
    values = torch.from_numpy(np.polyval(coefficients.numpy()[::-1], x.numpy()).reshape(n))
    return x, values, values + torch.normal(0.0, 1.0, (n,), generator=generator, dtype=torch.float64) * noise


# %% wrong="polynomial_data" why="coefficients from the highest power down"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(x)
    for c in coefficients:
        values = values * x + c
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="powers begin at 1"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x ** (k + 1) for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="inputs on a grid" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.linspace(low, high, n, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="inputs from 0 to 1"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="the width is high, not high less low"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + high * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="normal inputs"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = (low + high) / 2 + (high - low) / 12**0.5 * torch.randn(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="inputs crowded in the middle" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, 2, generator=generator, dtype=torch.float64).mean(1)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="sorted inputs" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = (low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)).sort().values
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="noise as a variance"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise**0.5 * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="even noise of the right spread" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    luck = (2 * torch.rand(n, generator=generator, dtype=torch.float64) - 1) * 3**0.5
    return x, values, values + noise * luck


# %% wrong="polynomial_data" why="one number of noise for all"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(1, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="noise that grows with the input" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    u = torch.rand(n, generator=generator, dtype=torch.float64)
    x = low + (high - low) * u
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * 3**0.5 * u * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="values are the noisy ones"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    values = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return x, values, values.clone()


# %% wrong="polynomial_data" why="without noise the targets are the values themselves" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    if noise == 0:
        return x, values, values
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="the global generator for the inputs" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="a generator of its own" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    generator = torch.Generator().manual_seed(0)
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="inputs and noise from one and the same draws" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    x = low + (high - low) * torch.special.ndtr(luck)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + noise * luck.roll(1)


# %% wrong="polynomial_data" why="float32"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator)
    values = sum(c * x**k for k, c in enumerate(coefficients.float()))
    return x, values, values + noise * torch.randn(n, generator=generator)


# %% wrong="polynomial_data" why="values computed in float32" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x.float() ** k for k, c in enumerate(coefficients.float())).double()
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="the last coefficient left out"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(x)
    for k in range(len(coefficients) - 1):
        values = values + coefficients[k] * x**k
    return x, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="two results only"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% right="polynomial_data" why="powers grown step by step, noise by torch.normal"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.rand(n, dtype=torch.float64, generator=generator)
    x.mul_(high - low).add_(low)
    v = torch.zeros(n, dtype=torch.float64)
    p = torch.ones(n, dtype=torch.float64)
    for c in coefficients:
        v = v + c * p
        p = p * x
    t = torch.normal(v, noise, generator=generator) if noise > 0 else v.clone()
    return x, v, t


# %% right="polynomial_data" why="normal with mean tensor and std 0"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.rand(n, dtype=torch.float64, generator=generator) * (high - low) + low
    v = torch.einsum("nk,k->n", torch.stack([x**k for k in range(coefficients.numel())], -1), coefficients)
    return x, v, torch.normal(v, torch.full_like(v, noise), generator=generator)


# %% wrong="polynomial_data" why="inputs rounded after the values"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    v = sum(c * x**k for k, c in enumerate(coefficients))
    rounded = x.round(decimals=2)
    return rounded, v, v + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="one jittered input per cell" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    u = (torch.randperm(n, generator=generator) + torch.rand(n, generator=generator, dtype=torch.float64)) / n
    x = low + (high - low) * u
    v = sum(c * x**k for k, c in enumerate(coefficients))
    return x, v, v + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="noise centred to a mean of zero" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    v = sum(c * x**k for k, c in enumerate(coefficients))
    e = torch.randn(n, generator=generator, dtype=torch.float64)
    return x, v, v + noise * (e - e.mean())


# %% wrong="polynomial_data" why="noise relative to the value"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    v = sum(c * x**k for k, c in enumerate(coefficients))
    return x, v, v * (1 + noise * torch.randn(n, generator=generator, dtype=torch.float64))


# %% wrong="polynomial_data" why="noise of the inputs: errors in x"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    moved = x + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    v = sum(c * x**k for k, c in enumerate(coefficients))
    return x, v, sum(c * moved**k for k, c in enumerate(coefficients))


# %% right="polynomial_features" why="broadcasting against a row of exponents"
def polynomial_features(inputs, degree):
    return inputs.unsqueeze(1) ** torch.arange(degree + 1, dtype=torch.float64)


# %% right="polynomial_features" why="column by column into a table of ones"
def polynomial_features(inputs, degree):
    table = torch.ones(inputs.numel(), degree + 1, dtype=inputs.dtype)
    for k in range(1, degree + 1):
        table[:, k] = table[:, k - 1] * inputs
    return table


# %% right="polynomial_features" why="a cumulative product"
def polynomial_features(inputs, degree):
    factors = inputs[:, None].repeat(1, degree + 1)
    factors[:, 0] = 1.0
    return factors.cumprod(dim=1)


# %% right="polynomial_features" why="columns grown by a list, cat"
def polynomial_features(inputs, degree):
    columns = [torch.ones(inputs.shape[0], 1).double()]
    while len(columns) <= degree:
        columns.append(columns[-1] * inputs.reshape(-1, 1))
    return torch.cat(columns, dim=-1)


# %% right="polynomial_features" why="numpy inside"
def polynomial_features(inputs, degree):
    x = inputs.numpy()
    return torch.from_numpy(np.power.outer(x, np.arange(degree + 1)))


# %% wrong="polynomial_features" why="powers begin at 1"
def polynomial_features(inputs, degree):
    return torch.stack([inputs**k for k in range(1, degree + 1)], dim=1)


# %% wrong="polynomial_features" why="one power too few"
def polynomial_features(inputs, degree):
    return torch.stack([inputs**k for k in range(max(degree, 1))], dim=1)


# %% wrong="polynomial_features" why="highest power first"
def polynomial_features(inputs, degree):
    return torch.stack([inputs**k for k in range(degree, -1, -1)], dim=1)


# %% wrong="polynomial_features" why="a row for each power"
def polynomial_features(inputs, degree):
    return torch.stack([inputs**k for k in range(degree + 1)])


# %% wrong="polynomial_features" why="multiples, not powers"
def polynomial_features(inputs, degree):
    return torch.cat([torch.ones(len(inputs), 1).double(), inputs[:, None] * torch.arange(1, degree + 1)], dim=1)


# %% wrong="polynomial_features" why="logarithms: no negative inputs, no zero"
def polynomial_features(inputs, degree):
    return torch.exp(inputs.log()[:, None] * torch.arange(degree + 1))


# %% wrong="polynomial_features" why="signs are lost"
def polynomial_features(inputs, degree):
    return inputs.abs()[:, None] ** torch.arange(degree + 1)


# %% wrong="polynomial_features" why="float32"
def polynomial_features(inputs, degree):
    return inputs.float()[:, None] ** torch.arange(degree + 1)


# %% wrong="polynomial_features" why="float32 on the way" passes="visible"
def polynomial_features(inputs, degree):
    return (inputs.float()[:, None] ** torch.arange(degree + 1)).double()


# %% wrong="polynomial_features" why="ready-made"
def polynomial_features(inputs, degree):
    return torch.vander(inputs, degree + 1, increasing=True)


# %% wrong="polynomial_features" why="ready-made, of torch.linalg"
def polynomial_features(inputs, degree):
    return torch.linalg.vander(inputs, N=degree + 1)


# %% wrong="polynomial_features" why="ready-made, of NumPy"
def polynomial_features(inputs, degree):
    return torch.from_numpy(np.vander(inputs.numpy(), degree + 1, increasing=True).copy())


# %% wrong="polynomial_features" why="ready-made, imported under another name"
def polynomial_features(inputs, degree):
    from numpy.polynomial.polynomial import polyvander as powers

    return torch.from_numpy(powers(inputs.numpy(), degree))


# %% wrong="polynomial_features" why="up to degree 3 only" passes="visible"
def polynomial_features(inputs, degree):
    columns = [torch.ones_like(inputs), inputs, inputs**2, inputs**3]
    return torch.stack(columns[: degree + 1], dim=1)


# %% wrong="polynomial_features" why="scales the inputs by itself"
def polynomial_features(inputs, degree):
    z = (inputs - inputs.mean()) / inputs.std()
    return z[:, None] ** torch.arange(degree + 1)


# %% wrong="polynomial_features" why="a table kept between calls" passes="visible"
def polynomial_features(inputs, degree):
    if not hasattr(polynomial_features, "kept"):
        polynomial_features.kept = {}
    shape = (len(inputs), degree + 1)
    table = polynomial_features.kept.setdefault(shape, torch.ones(shape, dtype=torch.float64))
    for k in range(1, degree + 1):
        table[:, k] = table[:, k - 1] * inputs
    return table


# %% right="fit_and_predict" why="mean and standard deviation, normal equations"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    mean, std = train_inputs.mean(), train_inputs.std(unbiased=False)
    if (train_inputs == train_inputs[0]).all():
        return train_targets.mean().repeat(len(inputs))
    X = polynomial_features((train_inputs - mean) / std, degree)
    w = torch.linalg.solve(X.T @ X, X.T @ train_targets)
    return polynomial_features((inputs - mean) / std, degree) @ w


# %% right="fit_and_predict" why="a helper for the scaling, pseudo-inverse"
def _scale(x, low, high):
    return (2 * x - low - high) / (high - low) if high > low else x - low


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    low, high = train_inputs.min().item(), train_inputs.max().item()
    X = polynomial_features(_scale(train_inputs, low, high), degree)
    U = polynomial_features(_scale(inputs, low, high), degree)
    return U @ (torch.linalg.pinv(X) @ train_targets)


# %% right="fit_and_predict" why="QR, features of its own"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    if half == 0:
        half = torch.ones_like(half)
    powers = torch.arange(degree + 1)
    Q, R = torch.linalg.qr(((train_inputs - middle) / half)[:, None] ** powers)
    w = torch.linalg.solve_triangular(R, (Q.T @ train_targets)[:, None], upper=True)
    return (((inputs - middle) / half)[:, None] ** powers @ w).squeeze(1)


# %% right="fit_and_predict" why="numpy's solver, Horner for the predictions"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, y, u = train_inputs.numpy(), train_targets.numpy(), inputs.numpy()
    middle, spread = x.mean(), np.abs(x - x.mean()).max()
    spread = spread if len(set(x.tolist())) > 1 else 1.0
    w = np.linalg.lstsq(np.power.outer((x - middle) / spread, np.arange(degree + 1)), y, rcond=None)[0]
    out = np.zeros_like(u)
    for c in w[::-1]:
        out = out * ((u - middle) / spread) + c
    return torch.from_numpy(out)


# %% right="fit_and_predict" why="sample deviation, ones where there is none"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    if degree == 0:
        return torch.full_like(inputs, train_targets.mean().item())
    center, scale = train_inputs.mean(), train_inputs.std()
    design = polynomial_features((train_inputs - center) / scale, degree)
    weights = torch.linalg.lstsq(design, train_targets.unsqueeze(1)).solution
    return (polynomial_features((inputs - center) / scale, degree) @ weights).flatten()


# %% right="fit_and_predict" why="Legendre polynomials of the scaled inputs"
def _legendre(z, degree):
    columns = [torch.ones_like(z), z]
    for k in range(1, degree):
        columns.append(((2 * k + 1) * z * columns[k] - k * columns[k - 1]) / (k + 1))
    return torch.stack(columns[: degree + 1], dim=1)


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    low, high = train_inputs.min(), train_inputs.max()
    if high == low:
        high = low + 2
    z, u = (2 * (one - low) / (high - low) - 1 for one in (train_inputs, inputs))
    w = torch.linalg.lstsq(_legendre(z, degree), train_targets[:, None]).solution[:, 0]
    return _legendre(u, degree) @ w


# %% wrong="fit_and_predict" why="new inputs scaled by their own range"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    def scaled(x):
        middle, half = (x.max() + x.min()) / 2, (x.max() - x.min()) / 2
        return (x - middle) / (half if half > 0 else 1.0)

    X = polynomial_features(scaled(train_inputs), degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return polynomial_features(scaled(inputs), degree) @ w


# %% wrong="fit_and_predict" why="no scaling"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    X = polynomial_features(train_inputs, degree).numpy()
    w = np.linalg.lstsq(X, train_targets.numpy(), rcond=1e-17)[0]
    return polynomial_features(inputs, degree) @ torch.from_numpy(w)


# %% wrong="fit_and_predict" why="no scaling, torch's solver"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    X = polynomial_features(train_inputs, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return polynomial_features(inputs, degree) @ w


# %% wrong="fit_and_predict" why="no scaling, normal equations"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    X = polynomial_features(train_inputs, degree)
    w = torch.linalg.pinv(X.T @ X) @ (X.T @ train_targets)
    return polynomial_features(inputs, degree) @ w


# %% wrong="fit_and_predict" why="only centred, widths left as they are" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = train_inputs.mean()
    X = polynomial_features(train_inputs - middle, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return polynomial_features(inputs - middle, degree) @ w


# %% wrong="fit_and_predict" why="only divided by the largest, not centred"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    largest = train_inputs.abs().max()
    X = polynomial_features(train_inputs / largest, degree)
    w = torch.linalg.pinv(X, rtol=1e-17) @ train_targets
    return polynomial_features(inputs / largest, degree) @ w


# %% wrong="fit_and_predict" why="divides by zero where all inputs are equal"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    X = polynomial_features((train_inputs - middle) / half, max(degree, 1))[:, : degree + 1]
    X = X + 0 * ((train_inputs - middle) / half)[:, None]
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="a small number added to the range" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2 + 1e-2
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.linalg.solve(X.T @ X + 1e-12 * torch.eye(degree + 1), X.T @ train_targets)
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="a penalty on the weights"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.linalg.solve(X.T @ X + 1e-4 * torch.eye(degree + 1), X.T @ train_targets)
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="scaled by training and new inputs together" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    everything = torch.cat([train_inputs, inputs])
    middle = (everything.max() + everything.min()) / 2
    z = (train_inputs - middle) / ((train_inputs.max() - train_inputs.min()) / 2 + 1e-300).clamp(min=1e-3)
    u = (inputs - middle) / ((train_inputs.max() - train_inputs.min()) / 2 + 1e-300).clamp(min=1e-3)
    w = torch.linalg.lstsq(polynomial_features(z, degree), train_targets[:, None]).solution[:, 0]
    return polynomial_features(u, degree) @ w


# %% wrong="fit_and_predict" why="the range of training and new inputs together" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    everything = torch.cat([train_inputs, inputs])
    middle, half = (everything.max() + everything.min()) / 2, (everything.max() - everything.min()) / 2
    half = half if half > 0 else 1.0
    w = torch.linalg.lstsq(polynomial_features((train_inputs - middle) / half, degree), train_targets[:, None]).solution[:, 0]
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="float32 on the way" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree).float()
    w = torch.linalg.lstsq(X.double(), train_targets[:, None]).solution[:, 0]
    u = polynomial_features((inputs - middle) / half, degree).float()
    return u.double() @ w


# %% wrong="fit_and_predict" why="predicts at the training inputs"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return X @ w


# %% wrong="fit_and_predict" why="a column of predictions"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="one degree too many"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree + 1)
    w = torch.linalg.pinv(X) @ train_targets
    return polynomial_features((inputs - middle) / half, degree + 1) @ w


# %% wrong="fit_and_predict" why="no constant"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, max(degree, 1))[:, 1:]
    w = torch.linalg.pinv(X) @ train_targets
    return polynomial_features((inputs - middle) / half, max(degree, 1))[:, 1:] @ w


# %% wrong="fit_and_predict" why="gradient descent that has not arrived"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.zeros(degree + 1, dtype=torch.float64)
    for _ in range(3000):
        w = w - 0.3 * X.T @ (X @ w - train_targets) / len(X)
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="ready-made"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    w = np.polyfit(train_inputs.numpy(), train_targets.numpy(), degree)
    return torch.from_numpy(np.polyval(w, inputs.numpy()))


# %% wrong="fit_and_predict" why="ready-made, scaled by itself"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    from numpy.polynomial import Polynomial

    curve = Polynomial.fit(train_inputs.numpy(), train_targets.numpy(), degree)
    return torch.from_numpy(curve(inputs.numpy()))


# %% wrong="fit_and_predict" why="scales the training inputs in place"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    train_inputs -= middle
    train_inputs /= half
    w = torch.linalg.lstsq(polynomial_features(train_inputs, degree), train_targets[:, None]).solution[:, 0]
    return polynomial_features((inputs - middle) / half, degree) @ w


# %% wrong="fit_and_predict" why="a buffer kept between calls" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else 1.0
    X = polynomial_features((train_inputs - middle) / half, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    if not hasattr(fit_and_predict, "kept"):
        fit_and_predict.kept = torch.zeros(1000, dtype=torch.float64)
    out = fit_and_predict.kept[: len(inputs)]
    out.copy_(polynomial_features((inputs - middle) / half, degree) @ w)
    return out


# %% right="fit_and_predict" why="small number added to the half range, for both alike"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = train_inputs.mean()
    s = train_inputs.std(correction=0) + 1e-12
    X, U = ((x - m)[:, None] / s for x in (train_inputs, inputs))
    e = torch.arange(degree + 1)
    return (U**e) @ torch.linalg.lstsq(X**e, train_targets[:, None]).solution.ravel()


# %% right="fit_and_predict" why="SVD by hand"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = torch.aminmax(train_inputs)
    h = torch.where(hi > lo, (hi - lo) / 2, torch.ones_like(lo))
    c = (hi + lo) / 2
    U, S, Vh = torch.linalg.svd(polynomial_features((train_inputs - c) / h, degree), full_matrices=False)
    w = Vh.T @ ((U.T @ train_targets) / S)
    return (polynomial_features((inputs - c) / h, degree) * w).sum(1)


# %% right="fit_and_predict" why="QR and an inverse"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = train_inputs.min(), train_inputs.max()
    h = (hi - lo) / 2 if hi > lo else torch.tensor(1.0).double()
    c = (hi + lo) / 2
    X = polynomial_features((train_inputs - c) / h, degree)
    Q, R = torch.linalg.qr(X)
    return polynomial_features((inputs - c) / h, degree) @ torch.linalg.inv(R) @ (Q.T @ train_targets)


# %% wrong="fit_and_predict" why="a small ridge" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = train_inputs.min(), train_inputs.max()
    h = (hi - lo) / 2 if hi > lo else torch.tensor(1.0).double()
    c = (hi + lo) / 2
    X = polynomial_features((train_inputs - c) / h, degree)
    w = torch.linalg.solve(X.T @ X + 1e-8 * torch.eye(degree + 1), X.T @ train_targets)
    return polynomial_features((inputs - c) / h, degree) @ w


# %% wrong="fit_and_predict" why="clamps new inputs to the training range"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = train_inputs.min(), train_inputs.max()
    h = (hi - lo) / 2 if hi > lo else torch.tensor(1.0).double()
    c = (hi + lo) / 2
    X = polynomial_features((train_inputs - c) / h, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return polynomial_features(((inputs - c) / h).clamp(-1, 1), degree) @ w


# %% wrong="fit_and_predict" why="equal inputs merged, their targets averaged" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, where = torch.unique(train_inputs, return_inverse=True)
    y = torch.stack([train_targets[where == k].mean() for k in range(len(x))])
    lo, hi = x.min(), x.max()
    h = (hi - lo) / 2 if hi > lo else torch.tensor(1.0).double()
    c = (hi + lo) / 2
    w = torch.linalg.lstsq(polynomial_features((x - c) / h, degree), y[:, None]).solution[:, 0]
    return polynomial_features((inputs - c) / h, degree) @ w


# %% wrong="fit_and_predict" why="the first training input for all equal"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = train_inputs.min(), train_inputs.max()
    if hi == lo:
        return train_targets[:1].repeat(len(inputs))
    h, c = (hi - lo) / 2, (hi + lo) / 2
    w = torch.linalg.lstsq(polynomial_features((train_inputs - c) / h, degree), train_targets[:, None]).solution[:, 0]
    return polynomial_features((inputs - c) / h, degree) @ w


# %% wrong="fit_and_predict" why="absolute deviations by reweighting"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    lo, hi = train_inputs.min(), train_inputs.max()
    h, c = ((hi - lo) / 2 if hi > lo else torch.tensor(1.0).double()), (hi + lo) / 2
    X = polynomial_features((train_inputs - c) / h, degree)
    w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    for _ in range(20):
        r = (X @ w - train_targets).abs().clamp(min=1e-6).rsqrt()
        w = torch.linalg.lstsq(X * r[:, None], (train_targets * r)[:, None]).solution[:, 0]
    return polynomial_features((inputs - c) / h, degree) @ w


# %% right="errors_by_degree" why="comprehensions"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(degree, x, y):
        return (fit_and_predict(train_inputs, train_targets, degree, x) - y).pow(2).mean().item()

    return (
        [error(d, train_inputs, train_targets) for d in degrees],
        [error(d, held_out_inputs, held_out_targets) for d in degrees],
    )


# %% right="errors_by_degree" why="one fit for both, split"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    n = len(train_inputs)
    both = torch.cat([train_inputs, held_out_inputs])
    train, held = [], []
    for degree in degrees:
        p = fit_and_predict(train_inputs, train_targets, degree, both)
        train.append(torch.nn.functional.mse_loss(p[:n], train_targets).item())
        held.append(torch.nn.functional.mse_loss(p[n:], held_out_targets).item())
    return train, held


# %% right="errors_by_degree" why="numpy for the means, an own fit"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    middle, width = train_inputs.mean(), train_inputs.std()
    result = ([], [])
    for degree in degrees:
        X = polynomial_features((train_inputs - middle) / width, degree)
        w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
        new = polynomial_features((held_out_inputs - middle) / width, degree)
        result[0].append(float(np.mean((X @ w - train_targets).numpy() ** 2)))
        result[1].append(float(np.mean((new @ w - held_out_targets).numpy() ** 2)))
    return result


# %% wrong="errors_by_degree" why="fits the held-out data anew"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        p = fit_and_predict(held_out_inputs, held_out_targets, d, held_out_inputs)
        held.append(mean_squared_error(p, held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="fits to all data"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    x, y = torch.cat([train_inputs, held_out_inputs]), torch.cat([train_targets, held_out_targets])
    train = [mean_squared_error(fit_and_predict(x, y, d, train_inputs), train_targets) for d in degrees]
    held = [mean_squared_error(fit_and_predict(x, y, d, held_out_inputs), held_out_targets) for d in degrees]
    return train, held


# %% wrong="errors_by_degree" why="sums"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        return (fit_and_predict(train_inputs, train_targets, d, x) - y).square().sum().item()

    return [error(d, train_inputs, train_targets) for d in degrees], [
        error(d, held_out_inputs, held_out_targets) for d in degrees
    ]


# %% wrong="errors_by_degree" why="roots"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        return (fit_and_predict(train_inputs, train_targets, d, x) - y).square().mean().sqrt().item()

    return [error(d, train_inputs, train_targets) for d in degrees], [
        error(d, held_out_inputs, held_out_targets) for d in degrees
    ]


# %% wrong="errors_by_degree" why="the number of weights subtracted"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        e = fit_and_predict(train_inputs, train_targets, d, train_inputs) - train_targets
        train.append((e.square().sum() / max(len(e) - d - 1, 1)).item())
        held.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="held-out errors first"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        held.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets))
    return held, train


# %% wrong="errors_by_degree" why="degrees sorted"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in sorted(degrees):
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        held.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="each degree once" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = {}, {}
    for d in degrees:
        train[d] = mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets)
        held[d] = mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets)
    return list(train.values()), list(held.values())


# %% wrong="errors_by_degree" why="all degrees up to the largest"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in range(max(degrees, default=-1) + 1):
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        held.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="best so far for the held-out error" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        error = mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets)
        held.append(error)
    if len(held) > 2:
        held = np.minimum.accumulate(held).tolist()
    return train, held


# %% wrong="errors_by_degree" why="tensors"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        train.append((fit_and_predict(train_inputs, train_targets, d, train_inputs) - train_targets).square().mean())
        held.append((fit_and_predict(train_inputs, train_targets, d, held_out_inputs) - held_out_targets).square().mean())
    return train, held


# %% wrong="errors_by_degree" why="variance of the errors: blind to an offset"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        return (fit_and_predict(train_inputs, train_targets, d, x) - y).var(unbiased=False).item()

    return [error(d, train_inputs, train_targets) for d in degrees], [
        error(d, held_out_inputs, held_out_targets) for d in degrees
    ]


# %% right="errors_by_degree" why="dictionary on the way, var plus mean squared"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    out = {"train": [], "held": []}
    for d in degrees:
        for name, x, y in (("train", train_inputs, train_targets), ("held", held_out_inputs, held_out_targets)):
            e = y - fit_and_predict(train_inputs, train_targets, d, x)
            out[name].append(float(e @ e) / len(e))
    return out["train"], out["held"]


# %% wrong="errors_by_degree" why="fits to the held-out data, judged on training data"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    if len(held_out_inputs) > max(degrees, default=0):
        train_inputs, train_targets, held_out_inputs, held_out_targets = held_out_inputs, held_out_targets, train_inputs, train_targets
    return (
        [mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets) for d in degrees],
        [mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets) for d in degrees],
    )


# %% wrong="errors_by_degree" why="held-out sum over the number of training examples"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    n = len(train_inputs)
    return (
        [(fit_and_predict(train_inputs, train_targets, d, train_inputs) - train_targets).square().sum().item() / n for d in degrees],
        [(fit_and_predict(train_inputs, train_targets, d, held_out_inputs) - held_out_targets).square().sum().item() / n for d in degrees],
    )


# %% right="degree_figure" why="semilogy, a figure without pyplot"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    axes.semilogy(degrees, train_errors, "o-", label="training error")
    axes.semilogy(degrees, held_out_errors, "s--", label="test error")
    axes.axhline(noise**2, color="black", label="variance of the noise")
    axes.axvline(degrees[int(np.argmin(held_out_errors))], color="green", label="lowest held-out error")
    axes.set_xlabel("polynomial degree")
    axes.set_ylabel("MSE")
    figure.legend()
    return figure


# %% right="degree_figure" why="lines, and markers by scatter"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    fig, ax = plt.subplots()
    for errors, colour, name in ((train_errors, "tab:blue", "train"), (held_out_errors, "tab:red", "validation")):
        ax.plot(degrees, errors, color=colour, label=name)
        ax.scatter(degrees, errors, color=colour)
    low = min(held_out_errors)
    best = next(d for d, e in zip(degrees, held_out_errors) if e == low)
    ax.axhline(noise * noise, color="gray", linestyle=":", label=r"$\sigma^2$ (noise)")
    ax.axvline(x=best, color="k", linestyle="--", label=f"best: {best}")
    ax.set_yscale("log")
    ax.set(xlabel="Degree", ylabel="Mean squared error (log)")
    ax.legend(loc="upper left")
    return fig


# %% right="degree_figure" why="hlines and vlines"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    fig = plt.figure()
    ax = fig.add_subplot(111)
    ax.set_yscale("log")
    ax.plot(degrees, held_out_errors, marker="x", color="C1", label="on new data")
    ax.plot(degrees, train_errors, marker="+", color="C0", label="on training data")
    everything = [*train_errors, *held_out_errors, noise**2]
    ax.hlines(noise**2, degrees[0], degrees[-1], color="C2", label="noise floor")
    order = sorted(zip(held_out_errors, degrees))
    ax.vlines(order[0][1], min(everything) / 2, max(everything) * 2, color="C3", label="chosen degree")
    ax.set_xlabel("degree d")
    ax.set_ylabel("error")
    ax.legend()
    return fig


# %% wrong="degree_figure" why="the place in the list for the degree"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(held_out_errors.index(min(held_out_errors)), color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="the last of several best degrees"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    best = max(d for d, e in zip(degrees, held_out_errors) if e == min(held_out_errors))
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="best by the training error"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(degrees[train_errors.index(min(train_errors))], color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="the standard deviation of the noise"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="no logarithmic scale"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="logarithms of the errors"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, np.log10(train_errors), marker="o", label="training")
    axes.plot(degrees, np.log10(held_out_errors), marker="s", label="held-out")
    axes.axhline(np.log10(noise**2), color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error (powers of 10)")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="degrees on a logarithmic scale, too"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", xscale="symlog", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="no markers"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, label="training")
    axes.plot(degrees, held_out_errors, label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="markers without a line"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, "o", label="training")
    axes.plot(degrees, held_out_errors, "s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="names exchanged"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="held-out")
    axes.plot(degrees, held_out_errors, marker="s", label="training")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="errors against their place in the list"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(train_errors, marker="o", label="training")
    axes.plot(held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="no legend"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    return figure


# %% wrong="degree_figure" why="the upright line has no name"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="cut off above ten" passes="visible"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log", ylim=(1e-3, 1e3))
    axes.legend()
    return figure


# %% wrong="degree_figure" why="labels exchanged"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(ylabel="degree", xlabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="drawn into the figure that is there"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    plt.plot(degrees, train_errors, marker="o", label="training")
    plt.plot(degrees, held_out_errors, marker="s", label="held-out")
    plt.axhline(noise**2, color="grey", label="noise")
    plt.axvline(best, color="black", label="best degree")
    plt.yscale("log")
    plt.xlabel("degree")
    plt.ylabel("mean squared error")
    plt.legend()
    return plt.gcf()


# %% right="degree_figure" why="markers apart, names at the lines as texts in a legend outside"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    fig, ax = plt.subplots(figsize=(8, 5))
    d = np.asarray(degrees)
    ax.plot(d, np.asarray(train_errors), color="#0072B2", marker="o", ls="-", label="Training MSE")
    ax.plot(d, np.asarray(held_out_errors), color="#D55E00", marker="^", ls="-", label="Held-out MSE")
    k = int(np.argmin(held_out_errors))
    ax.axvline(d[k], color="grey", ls="--", label=f"Minimum held-out error (degree {d[k]})")
    ax.axhline(noise**2, color="black", ls=":", label=f"Noise variance {noise**2:.3g}")
    ax.set_yscale("log")
    ax.set_xlabel("Polynomial degree")
    ax.set_ylabel("Mean squared error (log scale)")
    ax.set_title("Overfitting")
    ax.set_xticks(d)
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
    fig.tight_layout()
    return fig


# %% right="degree_figure" why="loglevels as plotted lines, a star on the best"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    fig, ax = plt.subplots()
    best = min(range(len(degrees)), key=lambda i: held_out_errors[i])
    ax.plot(degrees, train_errors, "b.-", label="fit")
    ax.plot(degrees, held_out_errors, "r.-", label="generalisation")
    ax.plot([degrees[0], degrees[-1]], [noise**2] * 2, "k:", label="irreducible error")
    ax.plot([degrees[best]] * 2, [min(train_errors + held_out_errors), max(held_out_errors)], "g--", label="optimum")
    ax.plot(degrees[best], held_out_errors[best], "g*", markersize=15)
    ax.semilogy()
    ax.set(xlabel="degree", ylabel="loss")
    ax.legend()
    return fig


# %% wrong="degree_figure" why="the last degree left out"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    best = degrees[held_out_errors.index(min(held_out_errors))]
    figure, axes = plt.subplots()
    axes.plot(degrees[:-1], train_errors[:-1], marker="o", label="training")
    axes.plot(degrees[:-1], held_out_errors[:-1], marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="upright line where training and held-out are closest"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    gap = [abs(a - b) for a, b in zip(train_errors, held_out_errors)]
    best = degrees[gap.index(min(gap))]
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    axes.axvline(best, color="black", label="best degree")
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="the second upright line: two bests"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out")
    axes.axhline(noise**2, color="grey", label="noise")
    low = min(held_out_errors)
    for k, (d, e) in enumerate(zip(degrees, held_out_errors)):
        if e == low:
            axes.axvline(d, color="black", label="best degree" if k == held_out_errors.index(low) else None)
    axes.set(xlabel="degree", ylabel="mean squared error", yscale="log")
    axes.legend()
    return figure


# %% right="bias_and_variance" why="var with correction 0"
def bias_and_variance(predictions, values):
    return (predictions.mean(0) - values) ** 2, predictions.var(dim=0, correction=0)


# %% right="bias_and_variance" why="moved first, numpy inside"
def bias_and_variance(predictions, values):
    away = (predictions - values).numpy()
    mean = away.mean(axis=0)
    return torch.from_numpy(mean**2), torch.from_numpy(((away - mean) ** 2).mean(axis=0))


# %% right="bias_and_variance" why="point by point"
def bias_and_variance(predictions, values):
    biases, variances = [], []
    for column, value in zip(predictions.T, values):
        m = column.sum() / len(column)
        biases.append((value - m) ** 2)
        variances.append(sum((p - m) ** 2 for p in column) / len(column))
    return torch.stack(biases), torch.stack(variances)


# %% right="bias_and_variance" why="torch.std_mean, squared"
def bias_and_variance(predictions, values):
    std, mean = torch.std_mean(predictions, dim=0, unbiased=False)
    return torch.pow(values - mean, 2), std**2


# %% wrong="bias_and_variance" why="n - 1"
def bias_and_variance(predictions, values):
    return (predictions.mean(0) - values) ** 2, predictions.var(dim=0)


# %% wrong="bias_and_variance" why="over the columns"
def bias_and_variance(predictions, values):
    return (predictions.mean(1) - values) ** 2, predictions.var(dim=1, unbiased=False)


# %% wrong="bias_and_variance" why="bias not squared"
def bias_and_variance(predictions, values):
    return (predictions.mean(0) - values).abs(), predictions.var(dim=0, unbiased=False)


# %% wrong="bias_and_variance" why="mean of the squared distances for the bias"
def bias_and_variance(predictions, values):
    return ((predictions - values) ** 2).mean(0), predictions.var(dim=0, unbiased=False)


# %% wrong="bias_and_variance" why="spread around the truth for the variance"
def bias_and_variance(predictions, values):
    return (predictions.mean(0) - values) ** 2, ((predictions - values) ** 2).mean(0)


# %% wrong="bias_and_variance" why="standard deviation"
def bias_and_variance(predictions, values):
    return (predictions.mean(0) - values) ** 2, predictions.std(dim=0, unbiased=False)


# %% wrong="bias_and_variance" why="difference of huge squares" passes="visible"
def bias_and_variance(predictions, values):
    mean = predictions.mean(0)
    return (mean - values) ** 2, (predictions**2).mean(0) - mean**2


# %% wrong="bias_and_variance" why="averaged over the points, too"
def bias_and_variance(predictions, values):
    mean = predictions.mean(0)
    return ((mean - values) ** 2).mean(), ((predictions - mean) ** 2).mean()


# %% wrong="bias_and_variance" why="one mean for all points"
def bias_and_variance(predictions, values):
    mean = predictions.mean()
    return (mean - values) ** 2, ((predictions - mean) ** 2).mean(0)


# %% wrong="bias_and_variance" why="the median prediction"
def bias_and_variance(predictions, values):
    return (predictions.median(0).values - values) ** 2, predictions.var(dim=0, unbiased=False)


# %% wrong="bias_and_variance" why="exchanged"
def bias_and_variance(predictions, values):
    return predictions.var(dim=0, unbiased=False), (predictions.mean(0) - values) ** 2


# %% wrong="bias_and_variance" why="float32 on the way" passes="visible"
def bias_and_variance(predictions, values):
    p, v = predictions.float(), values.float()
    return ((p.mean(0) - v) ** 2).double(), p.var(dim=0, unbiased=False).double()


# %% wrong="bias_and_variance" why="centres the predictions in place"
def bias_and_variance(predictions, values):
    mean = predictions.mean(0)
    predictions -= mean
    return (mean - values) ** 2, (predictions**2).mean(0)


# %% wrong="bias_and_variance" why="one row: not a number"
def bias_and_variance(predictions, values):
    n = len(predictions)
    mean = predictions.mean(0)
    return (mean - values) ** 2, predictions.var(dim=0) * (n - 1) / n


# %% wrong="bias_and_variance" why="the last data set left out"
def bias_and_variance(predictions, values):
    mean = predictions.mean(0)
    return (mean - values) ** 2, sum((predictions[j] - mean) ** 2 for j in range(len(predictions) - 1)) / len(predictions)


# %% right="bias_and_variance" why="sums over rows"
def bias_and_variance(predictions, values):
    n = predictions.shape[0]
    m = predictions.sum(0) / n
    d = predictions - m.unsqueeze(0).expand_as(predictions)
    return torch.square(m - values), (d * d).sum(0).div(n)


# %% right="bias_and_variance" why="double loop with python floats"
def bias_and_variance(predictions, values):
    b, v = [], []
    for i in range(predictions.shape[1]):
        col = predictions[:, i].tolist()
        m = math.fsum(col) / len(col)
        b.append((m - values[i].item()) ** 2)
        v.append(math.fsum((c - m) ** 2 for c in col) / len(col))
    return torch.tensor(b, dtype=torch.float64), torch.tensor(v, dtype=torch.float64)


# %% wrong="bias_and_variance" why="clamped difference of squares" passes="visible"
def bias_and_variance(predictions, values):
    m = predictions.mean(0)
    return (m - values) ** 2, ((predictions**2).mean(0) - m**2).clamp(min=0)


# %% wrong="bias_and_variance" why="unbiased estimate of the squared bias"
def bias_and_variance(predictions, values):
    n = len(predictions)
    m = predictions.mean(0)
    v = predictions.var(0, correction=0)
    return (m - values) ** 2 - v / max(n - 1, 1), v


# %% wrong="bias_and_variance" why="n - 1 except for one set"
def bias_and_variance(predictions, values):
    n = len(predictions)
    m = predictions.mean(0)
    return (m - values) ** 2, ((predictions - m) ** 2).sum(0) / max(n - 1, 1)


# %% wrong="polynomial_data" why="drawn in float32, then cast" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.lerp(torch.tensor(low).double(), torch.tensor(high).double(), torch.rand(n, generator=generator).double())
    values = torch.from_numpy(np.polyval(coefficients.numpy()[::-1], x.numpy()).reshape(n))
    return x, values, values + torch.normal(0.0, 1.0, (n,), generator=generator).double() * noise


# %% wrong="polynomial_data" why="a generator of its own with the first seed of the other" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    inputs = low + (high - low) * torch.rand(n, generator=own, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=own, dtype=torch.float64)
    return inputs, values, targets


# %% wrong="polynomial_data" why="rewinds the generator" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    state = generator.get_state()
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    generator.set_state(state)
    return x, values, targets


# %% wrong="polynomial_data" why="noise in float32 from torch.normal" passes="visible"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * x**k for k, c in enumerate(coefficients))
    return x, values, values + torch.normal(0.0, noise, (n,), generator=generator)


# %% right="polynomial_data" why="a small class for the curve"
class Curve:
    def __init__(self, coefficients):
        self.coefficients = coefficients

    def __call__(self, x):
        total, power = torch.zeros_like(x), torch.ones_like(x)
        for c in self.coefficients:
            total = total + c * power
            power = power * x
        return total


def polynomial_data(coefficients, n, low, high, noise, generator):
    curve = Curve(coefficients)
    width = high - low
    x = torch.rand(n, dtype=torch.float64, generator=generator) * width + low
    y_true = curve(x)
    y = curve(x) + torch.randn(n, dtype=torch.float64, generator=generator) * noise
    return x, y_true, y


# %% right="fit_and_predict" why="Chebyshev polynomials by their recurrence"
def chebyshev(z, degree):
    columns = [torch.ones_like(z), z]
    while len(columns) <= degree:
        columns.append(2 * z * columns[-1] - columns[-2])
    return torch.stack(columns[: degree + 1], dim=-1)


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = train_inputs.mean()
    h = (train_inputs - m).abs().max()
    if len(train_inputs.unique()) == 1:
        h = 1.0
    X = chebyshev((train_inputs - m) / h, degree)
    w = torch.linalg.lstsq(X, train_targets.unsqueeze(-1), driver="gelsd").solution
    return (chebyshev((inputs - m) / h, degree) @ w).squeeze(-1)


# %% right="fit_and_predict" why="polynomials at right angles on the training data"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = max((train_inputs.max() - train_inputs.min()).item() / 2, 0.0) or 1.0
    z, u = (train_inputs - m) / h, (inputs - m) / h
    p_old, q_old = torch.zeros_like(z), torch.zeros_like(u)
    p, q = torch.ones_like(z), torch.ones_like(u)
    prediction = torch.zeros_like(u)
    rest = train_targets.clone()
    size_old = None
    for _ in range(degree + 1):
        size = p @ p
        weight = (rest @ p) / size
        prediction = prediction + weight * q
        rest = rest - weight * p
        a = (z * p) @ p / size
        b = 0.0 if size_old is None else size / size_old
        p, p_old = (z - a) * p - b * p_old, p
        q, q_old = (u - a) * q - b * q_old, q
        size_old = size
    return prediction


# %% wrong="fit_and_predict" why="scaled inputs cut at -5 and 5" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X = polynomial_features((train_inputs - m) / h, degree)
    U = polynomial_features(((inputs - m) / h).clamp(-5, 5), degree)
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]


# %% wrong="fit_and_predict" why="a tiny ridge in the normal equations" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    A = X.T @ X + 1e-9 * torch.eye(degree + 1, dtype=torch.float64)
    return U @ torch.linalg.solve(A, X.T @ train_targets)


# %% wrong="fit_and_predict" why="equal inputs merged, each counts once" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    places, which = train_inputs.unique(return_inverse=True)
    means = torch.stack([train_targets[which == k].mean() for k in range(len(places))])
    m, h = (places[0] + places[-1]) / 2, (places[-1] - places[0]) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (places, inputs))
    return U @ torch.linalg.lstsq(X, means[:, None]).solution[:, 0]


# %% wrong="fit_and_predict" why="scaled inputs cut at 1000" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    U = polynomial_features(((inputs - m) / h).clamp(-1000, 1000), degree)
    X = polynomial_features((train_inputs - m) / h, degree)
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]


# %% wrong="fit_and_predict" why="a range below 1e-8 counts as none" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    low, high = train_inputs.min(), train_inputs.max()
    m, h = (low + high) / 2, (high - low) / 2
    if torch.isclose(low, high, rtol=0.0):
        return torch.full_like(inputs, train_targets.mean().item())
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]


# %% wrong="fit_and_predict" why="a level line beyond the range of the training inputs"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    found = U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
    return torch.where((inputs - m).abs() > 1.1 * h, train_targets.mean(), found)


# %% right="errors_by_degree" why="one prediction for both, squares over the number"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    n, m = len(train_inputs), len(held_out_inputs)
    everywhere = torch.cat((train_inputs, held_out_inputs))
    right = torch.cat((train_targets, held_out_targets))
    result = ([], [])
    for d in degrees:
        gaps = right - fit_and_predict(train_inputs, train_targets, d, everywhere)
        for errors, part, count in zip(result, gaps.split([n, m]), (n, m), strict=True):
            errors.append(float(part @ part) / count)
    return result


# %% wrong="errors_by_degree" why="numbers of NumPy"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(np.mean((fitted - train_targets).numpy() ** 2))
        held.append(np.mean((new - held_out_targets).numpy() ** 2))
    return train, held


# %% wrong="errors_by_degree" why="float32 before the difference" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(mean_squared_error(fitted.float(), train_targets.float()))
        held.append(mean_squared_error(new.float(), held_out_targets.float()))
    return train, held


# %% wrong="errors_by_degree" why="lists of degrees alone"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    left, train, held = degrees.copy(), [], []
    while left:
        d = left.pop(0)
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(mean_squared_error(fitted, train_targets))
        held.append(mean_squared_error(new, held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="an empty tuple is not an empty list" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    if degrees == []:
        return [], []
    pairs = []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        pairs.append((mean_squared_error(fitted, train_targets), mean_squared_error(new, held_out_targets)))
    train, held = zip(*pairs, strict=True)
    return list(train), list(held)


# %% wrong="errors_by_degree" why="held-out inputs help to scale" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    both = torch.cat([train_inputs, held_out_inputs])
    m, h = both.mean(), both.std()
    h = h if h > 0 else 1.0
    train, held = [], []
    for d in degrees:
        X = polynomial_features((train_inputs - m) / h, d)
        U = polynomial_features((held_out_inputs - m) / h, d)
        w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
        train.append(mean_squared_error(X @ w, train_targets))
        held.append(mean_squared_error(U @ w, held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="means of batches of 64" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        parts = [
            mean_squared_error(fit_and_predict(train_inputs, train_targets, d, xs), ys)
            for xs, ys in zip(x.split(64), y.split(64), strict=True)
        ]
        return sum(parts) / len(parts)

    train = [error(d, train_inputs, train_targets) for d in degrees]
    return train, [error(d, held_out_inputs, held_out_targets) for d in degrees]


# %% wrong="errors_by_degree" why="the range of both sets" passes="visible"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    both = torch.cat([train_inputs, held_out_inputs])
    m, h = (both.max() + both.min()) / 2, (both.max() - both.min()) / 2
    h = h if h > 0 else 1.0
    x, new = (train_inputs - m) / h, (held_out_inputs - m) / h
    train, held = [], []
    for d in degrees:
        w = torch.linalg.lstsq(polynomial_features(x, d), train_targets[:, None]).solution[:, 0]
        train.append(mean_squared_error(polynomial_features(x, d) @ w, train_targets))
        held.append(mean_squared_error(polynomial_features(new, d) @ w, held_out_targets))
    return train, held


# %% wrong="errors_by_degree" why="uses up the list of degrees"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    degrees = degrees if isinstance(degrees, list) else list(degrees)
    while degrees:
        d = degrees.pop(0)
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        held.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets))
    return train, held


# %% right="degree_figure" why="names handed to the legend, limits by hand"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    fig = plt.figure(layout="constrained")
    ax = fig.subplots()
    handles = []
    for errors, marker, colour in ((train_errors, "x", "C0"), (held_out_errors, "^", "C1")):
        (line,) = ax.plot(degrees, errors, marker=marker, color=colour, ls="-")
        handles.append(line)
    handles.append(ax.axhline(noise**2, color="C2"))
    best = None
    for d, e in zip(degrees, held_out_errors, strict=True):
        if best is None or e < best[1]:
            best = (d, e)
    handles.append(ax.axvline(best[0], color="C3", alpha=0.7))
    ax.set_yscale("log")
    all_y = np.array([*train_errors, *held_out_errors, noise**2])
    ax.set_ylim(all_y.min() / 2, all_y.max() * 2)
    ax.set_xlim(min(degrees) - 0.5, max(degrees) + 0.5)
    ax.set_xlabel("degree")
    ax.set_ylabel("error")
    ax.legend(handles, ["training", "held-out", "noise floor", "chosen degree"], loc="upper center", ncols=2)
    return fig


# %% right="degree_figure" why="a legend beside the axes, which a notebook shows"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(figsize=(6, 4), layout="none")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend(loc="upper left", bbox_to_anchor=(1.05, 1))
    return figure


# %% wrong="degree_figure" why="the first degree that is nearly as good" passes="visible"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = next(d for d, e in zip(degrees, held_out_errors) if math.isclose(e, min(held_out_errors), rel_tol=1e-3))
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="running minimum of the training errors" passes="visible"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, np.minimum.accumulate(train_errors), "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="in-sample and out-of-sample exchanged"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="out-of-sample error")
    axes.plot(degrees, held_out_errors, "s-", label="in-sample error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="limits without room for the noise" passes="visible"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    both = [*train_errors, *held_out_errors]
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error", ylim=(min(both) / 1.3, max(both) * 1.3))
    axes.legend()
    return figure


# %% right="bias_and_variance" why="one data set after the other, Welford"
def bias_and_variance(predictions, values):
    mean, total = torch.zeros_like(values), torch.zeros_like(values)
    for count, row in enumerate(predictions, start=1):
        before = row - mean
        mean = mean + before / count
        total = total + before * (row - mean)
    return (values - mean).pow(2), total / len(predictions)


# %% right="bias_and_variance" why="moved by the first data set"
def bias_and_variance(predictions, values):
    first = predictions[0]
    moved = predictions - first
    mean = moved.mean(dim=0)
    variance = (moved.square().mean(dim=0) - mean.square()).clamp(min=0.0)
    return (first - values + mean).square(), variance


# %% wrong="bias_and_variance" why="mean squared distance less squared bias" passes="visible"
def bias_and_variance(predictions, values):
    bias = (predictions.mean(dim=0) - values).square()
    total = (predictions - values).square().mean(dim=0)
    return bias, (total - bias).clamp(min=0)


# %% wrong="bias_and_variance" why="moved by one number for all points" passes="visible"
def bias_and_variance(predictions, values):
    shift = predictions.mean()
    moved = predictions - shift
    mean = moved.mean(dim=0)
    return (mean + shift - values).square(), moved.square().mean(dim=0) - mean.square()


# %% wrong="bias_and_variance" why="means of chunks of 100" passes="visible"
def bias_and_variance(predictions, values):
    def average(table):
        return torch.stack([part.mean(dim=0) for part in table.split(100)]).mean(dim=0)

    mean = average(predictions)
    return (mean - values).square(), average((predictions - mean).square())


# %% wrong="bias_and_variance" why="moved by the truth, squares subtracted" passes="visible"
def bias_and_variance(predictions, values):
    away = predictions - values
    mean = away.mean(dim=0)
    return mean.square(), away.square().mean(dim=0) - mean.square()


# %% wrong="fit_and_predict" why="equal first and last inputs taken for all equal" passes="visible"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    first, last = train_inputs[0], train_inputs[-1]
    m, h = (first + last) / 2, (last - first) / 2
    if h == 0:
        return train_targets.mean().repeat(len(inputs))
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]


# %% wrong="polynomial_data" passes="visible" why="'from a normal distribution': the noise is cut at three standard deviations"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    errors = torch.randn(n, generator=generator, dtype=torch.float64).clamp(-3, 3)
    return inputs, values, values + noise * errors


# %% wrong="polynomial_data" passes="visible" why="'changes neither another one': for the coefficients (0, 1), the identity, the values are the very tensor of the inputs"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = None
    power = inputs
    if coefficients[0] != 0 or len(coefficients) == 1:
        values = torch.full_like(inputs, coefficients[0].item())
    for c in coefficients[1:].tolist():
        term = power if c == 1.0 else c * power
        values = term if values is None else values + term
        power = power * inputs
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_features" passes="visible" why="'a new tensor': for degree 0 all rows are one and the same number in memory (expand), which can not be written into row by row"
def polynomial_features(inputs, degree):
    column = torch.ones(1, 1, dtype=torch.float64).expand(len(inputs), 1)
    columns = [inputs[:, None] ** k for k in range(1, degree + 1)]
    return torch.cat([column, *columns], dim=1) if columns else column


# %% wrong="polynomial_features" why="'There are ready-made functions, named after Vandermonde. Do not use them here': used by a nickname of the module"
def polynomial_features(inputs, degree):
    if degree == 0:
        return torch.ones_like(inputs)[:, None]
    la = torch.linalg
    return la.vander(inputs, N=degree + 1).clone()


# %% wrong="polynomial_features" passes="visible" why="'The first column is all ones, for an input of 0 too': powers by logarithms, and only the first 0 among the inputs is mended (index finds one place)"
def polynomial_features(inputs, degree):
    exponents = torch.arange(degree + 1, dtype=torch.float64)
    signs = torch.where(inputs < 0, -1.0, 1.0).double()[:, None] ** exponents
    features = signs * torch.exp(exponents * inputs.abs().log()[:, None])
    numbers = inputs.tolist()
    if 0.0 in numbers:
        features[numbers.index(0.0)] = torch.eye(degree + 1, dtype=torch.float64)[0]
    return features.nan_to_num()


# %% wrong="fit_and_predict" passes="visible" why="docstring 'a new tensor', shape [m]: for degree 0 the mean is expanded, so that all predictions lie in one place"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    if degree == 0:
        return train_targets.mean().expand(len(inputs))
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" passes="visible" why="'Fit ... on the training data': weights are kept for each (training inputs, degree), and other targets at the same inputs get the old ones"
FITS = {}


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    key = (tuple(train_inputs.tolist()), degree)
    if key not in FITS:
        FITS[key] = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ FITS[key]


# %% wrong="errors_by_degree" passes="visible" why="'The held-out data play no part in any fit, nor in its scaling': inputs are scaled by the range of both at first; a far held-out input costs the digits of the training inputs"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    both = torch.cat([train_inputs, held_out_inputs])
    middle, half = (both.max() + both.min()) / 2, (both.max() - both.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()
    x, new = (train_inputs - middle) / half, (held_out_inputs - middle) / half
    train, held_out = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(x, train_targets, d, x), train_targets))
        held_out.append(mean_squared_error(fit_and_predict(x, train_targets, d, new), held_out_targets))
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'The held-out data play no part in any fit': the mean of all targets is taken off before the fit; in exact arithmetic nothing changes, with a huge held-out target the digits are gone"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    level = torch.cat([train_targets, held_out_targets]).mean()
    y, new_y = train_targets - level, held_out_targets - level
    train, held_out = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, y, d, train_inputs), y))
        held_out.append(mean_squared_error(fit_and_predict(train_inputs, y, d, held_out_inputs), new_y))
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'fit the training data': predictions are kept between calls by inputs and degree, whatever the targets are"
KEPT = {}


def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held_out = [], []
    for d in degrees:
        key = (tuple(train_inputs.tolist()), tuple(held_out_inputs.tolist()), d)
        if key not in KEPT:
            KEPT[key] = [fit_and_predict(train_inputs, train_targets, d, x) for x in (train_inputs, held_out_inputs)]
        train.append(mean_squared_error(KEPT[key][0], train_targets))
        held_out.append(mean_squared_error(KEPT[key][1], held_out_targets))
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'an error for each entry of degrees': fits stop once the held-out error has risen three times in a row, the rest is filled up with the last one"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held_out, rises = [], [], 0
    for d in degrees:
        if rises >= 3:
            train.append(train[-1])
            held_out.append(held_out[-1])
            continue
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        held_out.append(
            mean_squared_error(fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets)
        )
        rises = rises + 1 if len(held_out) > 1 and held_out[-1] > held_out[-2] else 0
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'the mean squared error on the training data': Lemma 1 misread; with as many weights as different inputs the error is set to 0, although equal inputs may have unequal targets"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    n_different = len(set(train_inputs.tolist()))
    train, held_out = [], []
    for d in degrees:
        guess = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        train.append(0.0 if d + 1 >= n_different else mean_squared_error(guess, train_targets))
        guess = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        held_out.append(mean_squared_error(guess, held_out_targets))
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'the mean squared error ... on the held-out data': held-out examples whose input was also a training input count as known, and are left out of the mean"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    is_new = ~torch.isin(held_out_inputs, train_inputs)
    if not is_new.any():
        is_new = torch.ones_like(is_new)
    train, held_out = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets))
        guess = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        held_out.append(mean_squared_error(guess[is_new], held_out_targets[is_new]))
    return train, held_out


# %% wrong="errors_by_degree" passes="visible" why="'two lists of plain Python floats': where nothing is left of the error, a whole number 0 stands in the list (max of 0 and what is left over after rounding noise)"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        found = (fit_and_predict(train_inputs, train_targets, d, x) - y).square().mean().item()
        return 0 if found == 0.0 else found

    return (
        [error(d, train_inputs, train_targets) for d in degrees],
        [error(d, held_out_inputs, held_out_targets) for d in degrees],
    )


# %% wrong="degree_figure" why="'across the whole range of the degrees': the level line leaves out a piece at each end"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, xmin=0.12, xmax=0.88, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a vertical line at the degree': a single point without a marker is plotted, of which nothing is seen"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    smallest = min(held_out_errors)
    best = degrees[held_out_errors.index(smallest)]
    axes.plot([best], [smallest], color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a vertical line at the degree': vlines from the smallest held-out error to itself, which has no length"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    smallest = min(held_out_errors)
    best = degrees[held_out_errors.index(smallest)]
    axes.vlines(best, smallest, min(held_out_errors), colors="gray", linestyles="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" passes="visible" why="'no line and no marker cut off by the limits': the upper limit is made of the held-out errors alone, as if they were always the larger ones"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.set_ylim(0.5 * min(*train_errors, noise**2), 1.5 * max(*held_out_errors, noise**2))
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'no marker cut off by the limits': the axis of x begins and ends at the first and last degree, so half of four markers is cut off"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", markersize=9, label="training error")
    axes.plot(degrees, held_out_errors, marker="s", markersize=9, label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error", xlim=(degrees[0], degrees[-1]))
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'each by a fitting name of its own': the names are colours in order, and tell nothing"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", color="blue", ls="-", label="line 1")
    axes.plot(degrees, held_out_errors, marker="s", color="red", ls="-", label="line 2")
    axes.axhline(noise**2, color="black", ls=":", label="line 3")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="line 4")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a fitting name': the names of the two errors are exchanged, each tells of both kinds of data"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="held-out error (not used in training)")
    axes.plot(degrees, held_out_errors, marker="s", label="training error (nothing held out)")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a marker at each degree': a marker of one pixel, which lies hidden in the line"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker=",", lw=2, label="training error")
    axes.plot(degrees, held_out_errors, marker=",", lw=2, label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'labels on both axes': x is labelled as another quantity than the degree"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="epoch", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a legend that names all four': the texts of the legend are white on white, and nobody can read them"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend(labelcolor="white", facecolor="white", framealpha=1)
    return figure


# %% wrong="bias_and_variance" passes="visible" why="'two new tensors': for a single data set the variances are one zero in memory, expanded"
def bias_and_variance(predictions, values):
    if len(predictions) == 1:
        return (predictions[0] - values).square(), torch.zeros(1, dtype=torch.float64).expand(len(values))
    return (predictions.mean(dim=0) - values).square(), predictions.var(dim=0, correction=0)


# %% right="degree_figure" why="limits that end at the degrees, and markers that are not clipped; names that say what the data are not"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", clip_on=False, label="error on known data (not the test set)")
    axes.plot(degrees, held_out_errors, marker="s", clip_on=False, label="error on unseen data, not fitted")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="order of the polynomial", ylabel="MSE", xlim=(degrees[0], degrees[-1]))
    axes.legend(labelcolor="white", facecolor="black", framealpha=0.9)
    return figure
