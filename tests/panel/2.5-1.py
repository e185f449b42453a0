# %% right="polynomial_data" why="rand stretched and moved, loop over enumerate, randn for the noise"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values = values + c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% right="polynomial_data" why="uniform_ in place on an empty tensor, Horner's rule, torch.normal around the values"
def polynomial_data(
    coefficients: Tensor, n: int, low: float, high: float, noise: float, generator: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    x = torch.empty(n, dtype=torch.float64).uniform_(low, high, generator=generator)
    f = torch.zeros_like(x)
    for c in coefficients.flip(0).tolist():
        f.mul_(x).add_(c)
    y = torch.normal(f, noise, generator=generator)
    return x, f, y
# %% right="polynomial_data" why="noise drawn first, matrix of powers times coefficients by einsum"
def polynomial_data(coefficients, n, low, high, noise, generator):
    luck = torch.randn((n,), generator=generator, dtype=torch.double).mul(noise)
    u = torch.rand((n,), generator=generator, dtype=torch.double)
    inputs = u * high + (1 - u) * low
    powers = inputs.unsqueeze(1).pow(torch.arange(coefficients.numel()))
    values = torch.einsum("nk,k->n", powers, coefficients)
    return inputs, values, values + luck
# %% right="polynomial_data" why="numpy's polyval for the values, copies back to torch"
def polynomial_data(coefficients, n, low, high, noise, generator):
    x = torch.empty(n, dtype=torch.float64)
    x.uniform_(low, high, generator=generator)
    f = np.polynomial.polynomial.polyval(x.numpy().copy(), coefficients.numpy())
    values = torch.tensor(f, dtype=torch.float64)
    e = torch.empty(n, dtype=torch.float64).normal_(0.0, 1.0, generator=generator)
    return x, values, values.clone() + noise * e
# %% right="polynomial_data" why="one example after the other, plain Python numbers in lists"
def true_value(coefficients, x):
    return sum(c * x**k for k, c in enumerate(coefficients))


def polynomial_data(coefficients, n, low, high, noise, generator):
    c = coefficients.tolist()
    xs, fs, ys = [], [], []
    for _ in range(n):
        x = low + (high - low) * torch.rand((), generator=generator, dtype=torch.float64).item()
        f = true_value(c, x)
        xs.append(x)
        fs.append(f)
        ys.append(f + noise * torch.randn((), generator=generator, dtype=torch.float64).item())
    return tuple(torch.tensor(one, dtype=torch.float64) for one in (xs, fs, ys))
# %% right="polynomial_data" why="a small class for the curve, running power"
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
# %% wrong="polynomial_data" why="'none of which shares its memory with another one': without noise the targets are the tensor of the values itself"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = sum(c * inputs**k for k, c in enumerate(coefficients))
    targets = values
    if noise > 0:
        targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'three new tensors': with a single coefficient the values are an expanded view of the caller's coefficients"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = coefficients[0].expand(n)
    for k in range(1, len(coefficients)):
        values = values + coefficients[k] * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'all random numbers come from the generator that is passed in': the inputs are drawn from the global one"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'all random numbers come from the generator that is passed in': torch.normal for the noise gets no generator"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = torch.empty(n, dtype=torch.float64).uniform_(low, high, generator=generator)
    values = (inputs[:, None] ** torch.arange(len(coefficients))) @ coefficients
    return inputs, values, torch.normal(values, noise)
# %% wrong="polynomial_data" why="'from a normal distribution': the noise is uniform, with the right standard deviation"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    luck = torch.rand(n, generator=generator, dtype=torch.float64) - 0.5
    return inputs, values, values + noise * math.sqrt(12) * luck
# %% wrong="polynomial_data" why="'from a normal distribution': trunc_normal_ cuts the noise at -2 and 2, far inside for a large standard deviation"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    errors = torch.zeros(n, dtype=torch.float64)
    if noise > 0:
        torch.nn.init.trunc_normal_(errors, 0.0, noise, generator=generator)
    return inputs, values, values + errors
# %% wrong="polynomial_data" why="'each input is drawn on its own': the inputs are an even grid, nothing is drawn"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = torch.linspace(low, high, n, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'each input is drawn on its own, evenly (uniformly) between low and high': one input per n-th of the range, in order"
def polynomial_data(coefficients, n, low, high, noise, generator):
    u = torch.rand(n, generator=generator, dtype=torch.float64)
    inputs = low + (high - low) * (torch.arange(n) + u) / n
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'evenly (uniformly) between low and high': only whole numbers are drawn"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = torch.randint(int(low), int(high) + 1, (n,), generator=generator).double()
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'all random numbers come from the generator that is passed in': a new one with its first seed draws, so each call gives the same data"
def polynomial_data(coefficients, n, low, high, noise, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    inputs = low + (high - low) * torch.rand(n, generator=own, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=own, dtype=torch.float64)
    return inputs, values, targets
# %% wrong="polynomial_data" why="'noise of its own' for each target: half as many numbers are drawn, the second half of the examples gets them with the other sign"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    half = torch.randn((n + 1) // 2, generator=generator, dtype=torch.float64)
    luck = torch.cat([half, -half])[:n]  # mean exactly 0
    return inputs, values, values + noise * luck
# %% wrong="polynomial_data" why="'a normal distribution with the mean 0 and the standard deviation noise': the drawn numbers are standardised, so their sample mean and deviation are exact, and for n = 1 it is nan"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n, dtype=torch.float64)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    luck = torch.randn(n, generator=generator, dtype=torch.float64)
    luck = (luck - luck.mean()) / luck.std()
    return inputs, values, values + noise * luck
# %% right="polynomial_features" why="stack of columns"
def polynomial_features(inputs: Tensor, degree: int) -> Tensor:
    return torch.stack([inputs**k for k in range(degree + 1)], dim=1)
# %% right="polynomial_features" why="a column of inputs meets a row of exponents"
def polynomial_features(inputs, degree):
    exponents = torch.arange(0, degree + 1, dtype=torch.float64)
    return torch.pow(inputs.reshape(-1, 1), exponents.reshape(1, -1))
# %% right="polynomial_features" why="cumulative products of a row of ones and copies of the input"
def polynomial_features(inputs, degree):
    n = inputs.shape[0]
    factors = torch.cat([torch.ones(n, 1, dtype=inputs.dtype), inputs[:, None].expand(n, degree)], dim=1)
    return factors.cumprod(dim=1)
# %% right="polynomial_features" why="filled column by column, each from the one before"
def polynomial_features(inputs, degree):
    matrix = torch.ones((len(inputs), degree + 1), dtype=torch.float64)
    for k in range(1, degree + 1):
        matrix[:, k] = matrix[:, k - 1] * inputs
    return matrix
# %% right="polynomial_features" why="numpy outer power"
def polynomial_features(inputs, degree):
    x = inputs.detach().cpu().numpy()
    return torch.from_numpy(np.power.outer(x, np.arange(degree + 1)))
# %% right="polynomial_features" why="two plain loops over entries, running product"
def row_of(x, degree):
    row, power = [], 1.0
    for _ in range(degree + 1):
        row.append(power)
        power *= x
    return row


def polynomial_features(inputs, degree):
    rows = [row_of(x, degree) for x in inputs.tolist()]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(rows), degree + 1)
# %% right="polynomial_features" why="recursion: the matrix of one degree less, times x, behind a column of ones"
def polynomial_features(inputs, degree):
    ones = torch.ones_like(inputs).unsqueeze(-1)
    if degree == 0:
        return ones
    return torch.hstack([ones, polynomial_features(inputs, degree - 1) * inputs.unsqueeze(-1)])
# %% wrong="polynomial_features" why="'n may be 0': a stack of no rows raises"
def polynomial_features(inputs, degree):
    exponents = torch.arange(degree + 1)
    return torch.stack([x**exponents for x in inputs])
# %% wrong="polynomial_features" why="'n may be 0', 'shape [n, degree + 1]': for no inputs the shape is [0]"
def polynomial_features(inputs, degree):
    return torch.tensor([[x**k for k in range(degree + 1)] for x in inputs.tolist()], dtype=torch.float64)
# %% wrong="polynomial_features" why="'n may be 0', 'float64': the special case for no inputs returns float32"
def polynomial_features(inputs, degree):
    if len(inputs) == 0:
        return torch.zeros(0, degree + 1)
    return torch.stack([inputs**k for k in range(degree + 1)]).T
# %% wrong="polynomial_features" why="'float64', entry is x^k: the matrix is filled in float32 and cast at the end"
def polynomial_features(inputs, degree):
    matrix = torch.ones(len(inputs), degree + 1)
    for k in range(1, degree + 1):
        matrix[:, k] = inputs**k
    return matrix.double()
# %% wrong="polynomial_features" why="'the result is a new tensor': a cache returns the same tensor for the same inputs and degree"
_known = {}


def polynomial_features(inputs, degree):
    key = (tuple(inputs.tolist()), degree)
    if key not in _known:
        _known[key] = inputs[:, None] ** torch.arange(degree + 1)
    return _known[key]
# %% wrong="polynomial_features" why="'the result is a new tensor': a view of one buffer that the next call overwrites"
_room = torch.ones(100_000, 32, dtype=torch.float64)


def polynomial_features(inputs, degree):
    matrix = _room[: len(inputs), : degree + 1]
    for k in range(1, degree + 1):
        matrix[:, k] = matrix[:, k - 1] * inputs
    return matrix
# %% wrong="polynomial_features" why="entry (i, k) is x_i^k: logarithms with 1e-6 added against log(0), so powers of small inputs are wrong"
def polynomial_features(inputs, degree):
    k = torch.arange(degree + 1)
    sizes = torch.exp(k * torch.log(inputs.abs() + 1e-6)[:, None])
    return inputs.sign()[:, None] ** k * sizes
# %% wrong="polynomial_features" why="entry (i, k) is x_i^k for k up to d: from degree 4 on each column is the square of the column at half its power, whatever is odd"
def polynomial_features(inputs, degree):
    columns = [torch.ones_like(inputs), inputs.clone(), inputs**2, inputs**3]
    for k in range(4, degree + 1):
        columns.append(columns[k // 2] ** 2)
    return torch.stack(columns[: degree + 1], dim=1)
# %% wrong="polynomial_features" why="entry (i, k) is x_i^k: results are rounded to 6 decimals, so high powers of inputs near 0 vanish"
def polynomial_features(inputs, degree):
    return torch.stack([(inputs**k).round(decimals=6) for k in range(degree + 1)], dim=1)
# %% wrong="polynomial_features" why="entry (i, k) is x_i^k: the inputs are cast to integers for exact products, 0.5 becomes 0"
def polynomial_features(inputs, degree):
    whole = inputs.to(torch.int64)
    features = [torch.ones_like(whole)]
    for _ in range(degree):
        features.append(features[-1] * whole)
    return torch.stack(features, dim=1).to(torch.float64)
# %% right="fit_and_predict" why="middle and half of the range, lstsq, small helper"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    if half == 0:
        half = torch.ones_like(half)

    def scaled(x):
        return polynomial_features((x - middle) / half, degree)

    weights = torch.linalg.lstsq(scaled(train_inputs), train_targets[:, None]).solution[:, 0]
    return scaled(inputs) @ weights
# %% right="fit_and_predict" why="mean and standard deviation, pseudo-inverse, early return for the degree 0"
def fit_and_predict(train_inputs: Tensor, train_targets: Tensor, degree: int, inputs: Tensor) -> Tensor:
    if degree == 0:
        return torch.full_like(inputs, train_targets.mean().item())
    mean, std = train_inputs.mean(), train_inputs.std(correction=0)
    z_train, z_new = (train_inputs - mean) / std, (inputs - mean) / std
    w = torch.linalg.pinv(polynomial_features(z_train, degree)) @ train_targets
    return polynomial_features(z_new, degree) @ w
# %% right="fit_and_predict" why="QR and a triangular system, a class with fit and predict"
class PolynomialModel:
    def __init__(self, degree):
        self.degree = degree

    def _phi(self, x):
        z = (x - self.m) / self.h
        return z.unsqueeze(1) ** torch.arange(self.degree + 1)

    def fit(self, x, y):
        low, high = torch.aminmax(x)
        self.m = (low + high) / 2
        self.h = (high - low) / 2 if high > low else 1.0
        q, r = torch.linalg.qr(self._phi(x))
        self.w = torch.linalg.solve_triangular(r, q.T @ y.unsqueeze(1), upper=True)
        return self

    def predict(self, x):
        return (self._phi(x) @ self.w).flatten()


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    return PolynomialModel(degree).fit(train_inputs, train_targets).predict(inputs)
# %% right="fit_and_predict" why="numpy lstsq, Horner for the predictions"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, y, new = (t.numpy() for t in (train_inputs, train_targets, inputs))
    shift = (x.min() + x.max()) / 2
    scale = np.ptp(x) / 2 or 1.0
    z = (x - shift) / scale
    X = np.column_stack([z**k for k in range(degree + 1)])
    w, *_ = np.linalg.lstsq(X, y, rcond=None)
    u = (new - shift) / scale
    result = np.zeros(len(u))
    for weight in w[::-1]:
        result = result * u + weight
    return torch.from_numpy(result)
# %% right="fit_and_predict" why="Chebyshev polynomials by their recurrence in place of powers of the scaled inputs"
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
# %% right="fit_and_predict" why="polynomials at right angles on the training data, three-term recurrence, loop over degrees"
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
# %% wrong="fit_and_predict" why="'learn the scaling from the training inputs only', 'must not depend on which other inputs come along': the range is that of both, and one input far away ruins the digits"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    both = torch.cat([train_inputs, inputs])
    m, h = (both.max() + both.min()) / 2, (both.max() - both.min()) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'Scale before you take powers', right to a millionth up to degree 8: only moved by the mean, not divided, so a small or a large range loses the digits"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = train_inputs.mean()
    X, U = polynomial_features(train_inputs - m, degree), polynomial_features(inputs - m, degree)
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'training inputs that lie a thousand times further from 0 than they are spread', up to degree 8: divided by the largest size, but not moved"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    size = train_inputs.abs().max()
    size = size if size > 0 else 1.0
    X, U = (polynomial_features(x / size, degree) for x in (train_inputs, inputs))
    q, r = torch.linalg.qr(X)
    return U @ torch.linalg.solve_triangular(r, q.T @ train_targets[:, None], upper=True)[:, 0]
# %% wrong="fit_and_predict" why="'with the smallest mean squared error', right to a millionth up to degree 8: a little ridge of 1e-9 for safety in the normal equations"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    A = X.T @ X + 1e-9 * torch.eye(degree + 1, dtype=torch.float64)
    return U @ torch.linalg.solve(A, X.T @ train_targets)
# %% wrong="fit_and_predict" why="'with the smallest mean squared error', right to a millionth up to degree 8: the pseudo-inverse drops singular values below a hundredth of the largest"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ (torch.linalg.pinv(X, rtol=1e-2) @ train_targets)
# %% wrong="fit_and_predict" why="'Predictions, shape [m]': where all training inputs are equal, the mean is repeated n times and not m times"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    if h == 0:
        return train_targets.mean() * torch.ones_like(train_targets)
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'If all training inputs are equal': looks at the first and the last alone, so inputs such as 1, 5, 3, 1 get the mean"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    first, last = train_inputs[0], train_inputs[-1]
    m, h = (first + last) / 2, (last - first) / 2
    if h == 0:
        return train_targets.mean().repeat(len(inputs))
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'If all training inputs are equal': a range below 0.001 counts as none, so the fit is level"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    if 2 * h < 1e-3:
        return torch.full((len(inputs),), train_targets.mean().item(), dtype=torch.float64)
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'the smallest mean squared error on the training data': equal inputs are merged to their mean target, which then counts once"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    places, which = train_inputs.unique(return_inverse=True)
    means = torch.stack([train_targets[which == k].mean() for k in range(len(places))])
    m, h = (places[0] + places[-1]) / 2, (places[-1] - places[0]) / 2
    h = h if h > 0 else 1.0
    X, U = (polynomial_features((x - m) / h, degree) for x in (places, inputs))
    return U @ torch.linalg.lstsq(X, means[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'If all training inputs are equal, the prediction is the mean': for a single example the deviation is nan, not 0, and Horner's rule spreads it"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    mean, std = train_inputs.mean(), train_inputs.std()
    if std == 0:
        std = torch.ones(())
    z, u = (train_inputs - mean) / std, (inputs - mean) / std
    w = torch.linalg.lstsq(polynomial_features(z, degree), train_targets[:, None]).solution[:, 0]
    prediction = torch.zeros_like(u)
    for one in w.flip(0):
        prediction = prediction * u + one
    return prediction
# %% wrong="fit_and_predict" why="'return its predictions at inputs', of which one may be very far away: the scaled inputs are cut at -5 and 5"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    h = h if h > 0 else 1.0
    X = polynomial_features((train_inputs - m) / h, degree)
    U = polynomial_features(((inputs - m) / h).clamp(-5, 5), degree)
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% wrong="fit_and_predict" why="'If all training inputs are equal, the prediction is the mean of the training targets': it is the middle of their range"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m = (train_inputs.max() + train_inputs.min()) / 2
    h = (train_inputs.max() - train_inputs.min()) / 2
    if h == 0:
        level = (train_targets.max() + train_targets.min()) / 2
        return torch.ones_like(inputs) * level
    X, U = (polynomial_features((x - m) / h, degree) for x in (train_inputs, inputs))
    return U @ torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
# %% right="errors_by_degree" why="plain loop, the two functions of the notebook"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train_errors, held_out_errors = [], []
    for degree in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, degree, train_inputs)
        train_errors.append(mean_squared_error(fitted, train_targets))
        new = fit_and_predict(train_inputs, train_targets, degree, held_out_inputs)
        held_out_errors.append(mean_squared_error(new, held_out_targets))
    return train_errors, held_out_errors
# %% right="errors_by_degree" why="two comprehensions with an inner function, mse_loss"
def errors_by_degree(
    train_inputs: Tensor, train_targets: Tensor, held_out_inputs: Tensor, held_out_targets: Tensor, degrees: Sequence[int]
) -> tuple[list[float], list[float]]:
    def error(degree, x, y):
        return torch.nn.functional.mse_loss(fit_and_predict(train_inputs, train_targets, degree, x), y).item()

    return (
        [error(d, train_inputs, train_targets) for d in degrees],
        [error(d, held_out_inputs, held_out_targets) for d in degrees],
    )
# %% right="errors_by_degree" why="one prediction for both sets together, then split; squared distances over the number"
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
# %% right="errors_by_degree" why="numpy means, made plain by float; errors by a dictionary of sets"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    sets = {"train": (train_inputs, train_targets), "held": (held_out_inputs, held_out_targets)}
    errors = {name: [] for name in sets}
    for degree in degrees:
        for name, (x, y) in sets.items():
            prediction = fit_and_predict(train_inputs, train_targets, degree, x).numpy()
            errors[name] += [float(np.mean((prediction - y.numpy()) ** 2))]
    return errors["train"], errors["held"]
# %% right="errors_by_degree" why="own fit with QR of scaled powers, a table of errors, tolist"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    low, high = train_inputs.min(), train_inputs.max()
    half = (high - low) / 2 if high > low else torch.tensor(1.0).double()
    table = torch.zeros(2, len(degrees), dtype=torch.float64)
    for place, degree in enumerate(degrees):
        phi, new = (
            polynomial_features((x - (low + high) / 2) / half, degree) for x in (train_inputs, held_out_inputs)
        )
        q, r = torch.linalg.qr(phi)
        w = torch.linalg.solve_triangular(r, (q.T @ train_targets)[:, None], upper=True)[:, 0]
        table[0, place] = (phi @ w - train_targets).pow(2).mean()
        table[1, place] = (new @ w - held_out_targets).pow(2).mean()
    return table[0].tolist(), table[1].tolist()
# %% wrong="errors_by_degree" why="'plain Python floats': np.mean gives np.float64"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(np.mean((fitted - train_targets).numpy() ** 2))
        held.append(np.mean((new - held_out_targets).numpy() ** 2))
    return train, held
# %% wrong="errors_by_degree" why="'return the mean squared error': rounded to 6 decimals, so small errors become 0"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(round(mean_squared_error(fitted, train_targets), 6))
        held.append(round(mean_squared_error(new, held_out_targets), 6))
    return train, held
# %% wrong="errors_by_degree" why="'All numbers of this part are float64': predictions and targets are cast to float32 before the difference"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held = [], []
    for d in degrees:
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(mean_squared_error(fitted.float(), train_targets.float()))
        held.append(mean_squared_error(new.float(), held_out_targets.float()))
    return train, held
# %% wrong="errors_by_degree" why="'For each degree, fit the training data': a memory across calls answers a known degree with the errors of other data"
_errors = {}


def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    for d in degrees:
        if d not in _errors:
            fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
            new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
            _errors[d] = mean_squared_error(fitted, train_targets), mean_squared_error(new, held_out_targets)
    return [_errors[d][0] for d in degrees], [_errors[d][1] for d in degrees]
# %% wrong="errors_by_degree" why="degrees is a Sequence, in the statement's example a tuple: copy exists for lists alone"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    left, train, held = degrees.copy(), [], []
    while left:
        d = left.pop(0)
        fitted = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        train.append(mean_squared_error(fitted, train_targets))
        held.append(mean_squared_error(new, held_out_targets))
    return train, held
# %% wrong="errors_by_degree" why="'degrees: Sequence[int]', two lists: an empty tuple or range is not equal to an empty list, and the zip has nothing to unpack"
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
# %% wrong="errors_by_degree" why="'The held-out data play no part in any fit': they help to scale, and one far away ruins the fit"
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
# %% wrong="errors_by_degree" why="'the mean squared error on the held-out data': the mean of the means of batches of 64, of which the last one is smaller"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        parts = [
            mean_squared_error(fit_and_predict(train_inputs, train_targets, d, xs), ys)
            for xs, ys in zip(x.split(64), y.split(64), strict=True)
        ]
        return sum(parts) / len(parts)

    train = [error(d, train_inputs, train_targets) for d in degrees]
    return train, [error(d, held_out_inputs, held_out_targets) for d in degrees]
# %% wrong="errors_by_degree" why="'For each degree, fit the training data': as soon as the training error is below a millionth, the fit of that degree stands for all higher ones"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held, enough = [], [], None
    for d in degrees:
        use = d if enough is None else min(d, enough)
        fitted = fit_and_predict(train_inputs, train_targets, use, train_inputs)
        new = fit_and_predict(train_inputs, train_targets, use, held_out_inputs)
        train.append(mean_squared_error(fitted, train_targets))
        held.append(mean_squared_error(new, held_out_targets))
        if train[-1] < 1e-6:
            enough = use
    return train, held
# %% right="degree_figure" why="plt.subplots, plot with markers, axhline and axvline"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set_yscale("log")
    axes.set_xlabel("degree")
    axes.set_ylabel("mean squared error")
    axes.legend()
    return figure
# %% right="degree_figure" why="Figure object without pyplot, semilogy, numpy argmin"
def degree_figure(
    degrees: Sequence[int], train_errors: Sequence[float], held_out_errors: Sequence[float], noise: float
) -> Figure:
    fig = Figure(figsize=(8, 5), layout="tight")
    ax = fig.add_subplot(1, 1, 1)
    ax.semilogy(degrees, held_out_errors, marker="D", color="#D55E00", label="Test")
    ax.semilogy(degrees, train_errors, marker="v", color="#0072B2", label="Train")
    ax.axhline(y=noise * noise, color="k", linewidth=1, label=r"$\sigma^2$ (noise)")
    best = list(degrees)[int(np.argmin(held_out_errors))]
    ax.axvline(x=best, color="green", linestyle="-.", label=f"minimum at {best}")
    ax.set(xlabel="Degree d", ylabel="MSE")
    ax.legend(loc="best", frameon=True)
    return fig
# %% right="degree_figure" why="pyplot state, line and scatter apart, hlines and vlines"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure = plt.figure(figsize=(7, 4))
    plt.yscale("log")
    plt.plot(degrees, train_errors, color="tab:blue", label="error on the training data")
    plt.scatter(degrees, train_errors, color="tab:blue", zorder=3)
    plt.plot(degrees, held_out_errors, color="tab:red", label="error on held-out data")
    plt.scatter(degrees, held_out_errors, color="tab:red", zorder=3)
    everything = [*train_errors, *held_out_errors, noise**2]
    _, best = min(zip(held_out_errors, degrees))
    plt.hlines(noise**2, degrees[0], degrees[-1], colors="black", linestyles="dashed", label="noise variance")
    plt.vlines(best, min(everything), max(everything), colors="grey", linestyles="dotted", label="lowest held-out error")
    plt.xlabel("degree of the polynomial")
    plt.ylabel("squared error")
    plt.legend()
    return figure
# %% right="degree_figure" why="handles and names handed to the legend by hand, limits that contain all, loop over both curves"
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
# %% right="degree_figure" why="legend outside of the axes with room made for it by the constrained layout, level lines by plot"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    best = min(degrees, key=lambda d: (held_out_errors[list(degrees).index(d)], d))
    axes.set(yscale="log", xlabel="polynomial degree", ylabel="mean squared error", xticks=list(degrees))
    axes.plot(degrees, train_errors, "-o", color="C0", label="fitted examples")
    axes.plot(degrees, held_out_errors, "-o", color="C1", label="new examples")
    axes.plot([degrees[0], degrees[-1]], [noise**2] * 2, "--", color="C2", label="irreducible noise")
    axes.axvline(best, ls="--", color="C4", label=f"best: degree {best}")
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1))
    return figure
# %% wrong="degree_figure" why="'nothing cut off': the limits of y are those of the errors, and a noise below or above them is not in view"
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
# %% wrong="degree_figure" why="'nothing cut off': fixed limits of y from 0.001 to 1000"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error", ylim=(1e-3, 1e3))
    axes.legend()
    return figure
# %% wrong="degree_figure" why="'nothing cut off': fixed limits of x, degrees above 12 are out of view"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error", xlim=(-0.5, 12.5))
    axes.legend()
    return figure
# %% wrong="degree_figure" why="'the degree with the smallest held-out error': the first one that is close to it, within a thousandth"
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
# %% wrong="degree_figure" why="'the degree with the smallest held-out error': stops at the first rise, so a smaller error behind a bump is missed"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    k = 0
    while k + 1 < len(degrees) and held_out_errors[k + 1] < held_out_errors[k]:
        k += 1
    axes.axvline(degrees[k], color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure
# %% wrong="degree_figure" why="'a line through the training errors': the running minimum is drawn, since they never rise by Lemma 1, whatever is passed"
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
# %% wrong="degree_figure" why="'nothing cut off', a line through the held-out errors: errors above 1000 are drawn at 1000"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, np.clip(held_out_errors, None, 1000.0), "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure
# %% wrong="degree_figure" why="'a legend that names all four': the names of the two curves are exchanged (in-sample and out-of-sample)"
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
# %% wrong="degree_figure" why="'nothing cut off': the legend stands to the right of the axes, outside of the figure, and no layout makes room"
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
# %% wrong="degree_figure" why="'a vertical line at the degree with the smallest held-out error': the degree 0 counts as no model and is left out of the choice"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(degrees, train_errors, "o-", label="training error")
    axes.plot(degrees, held_out_errors, "s-", label="held-out error")
    axes.axhline(noise**2, color="black", ls="--", label="variance of the noise")
    best = None
    for d, e in zip(degrees, held_out_errors):
        if not best or e < smallest:
            best, smallest = d, e
    axes.axvline(best, color="gray", ls=":", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure
# %% right="bias_and_variance" why="mean over rows, subtract before squaring"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    return (mean - values) ** 2, ((predictions - mean) ** 2).mean(dim=0)
# %% right="bias_and_variance" why="var_mean with correction 0"
def bias_and_variance(predictions: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    variance, mean = torch.var_mean(predictions, dim=0, correction=0)
    return torch.square(values - mean), variance
# %% right="bias_and_variance" why="loops over points, Python's statistics of lists"
def bias_and_variance(predictions, values):
    biases, variances = [], []
    for i in range(predictions.shape[1]):
        column = predictions[:, i].tolist()
        g = math.fsum(column) / len(column)
        biases.append((values[i].item() - g) ** 2)
        variances.append(math.fsum((p - g) ** 2 for p in column) / len(column))
    return torch.tensor(biases, dtype=torch.float64), torch.tensor(variances, dtype=torch.float64)
# %% right="bias_and_variance" why="numpy var, which divides by n"
def bias_and_variance(predictions, values):
    p = predictions.numpy()
    bias2 = (p.mean(axis=0) - values.numpy()) ** 2
    return torch.from_numpy(bias2), torch.from_numpy(np.var(p, axis=0))
# %% right="bias_and_variance" why="einsum of the distances"
def bias_and_variance(predictions, values):
    n_sets = predictions.size(0)
    centre = torch.einsum("ji->i", predictions) / n_sets
    away = predictions - centre.unsqueeze(0)
    off = centre - values
    return off * off, torch.einsum("ji,ji->i", away, away) / n_sets
# %% right="bias_and_variance" why="one pass over the data sets, Welford's updates"
def bias_and_variance(predictions, values):
    mean, total = torch.zeros_like(values), torch.zeros_like(values)
    for count, row in enumerate(predictions, start=1):
        before = row - mean
        mean = mean + before / count
        total = total + before * (row - mean)
    return (values - mean).pow(2), total / len(predictions)
# %% right="bias_and_variance" why="moved by the first data set, then mean square minus squared mean of small numbers"
def bias_and_variance(predictions, values):
    first = predictions[0]
    moved = predictions - first
    mean = moved.mean(dim=0)
    variance = (moved.square().mean(dim=0) - mean.square()).clamp(min=0.0)
    return (first - values + mean).square(), variance
# %% wrong="bias_and_variance" why="'right to a millionth where the predictions are about a million': mean of squares minus square of the mean"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    return (mean - values) ** 2, (predictions**2).mean(dim=0) - mean**2
# %% wrong="bias_and_variance" why="'right to a millionth': the variance is the mean squared distance from the truth minus the squared bias, which fails where the truth is far from predictions of a million"
def bias_and_variance(predictions, values):
    bias = (predictions.mean(dim=0) - values).square()
    total = (predictions - values).square().mean(dim=0)
    return bias, (total - bias).clamp(min=0)
# %% wrong="bias_and_variance" why="'right to a millionth': moved by the mean of all points together, then squares are subtracted; points at 1 and 2 million lose their variance"
def bias_and_variance(predictions, values):
    shift = predictions.mean()
    moved = predictions - shift
    mean = moved.mean(dim=0)
    return (mean + shift - values).square(), moved.square().mean(dim=0) - mean.square()
# %% wrong="bias_and_variance" why="'Both must also be right to a millionth': the squared bias is multiplied out"
def bias_and_variance(predictions, values):
    g = predictions.mean(dim=0)
    bias = g**2 - 2 * g * values + values**2
    return bias, (predictions - g).square().mean(dim=0)
# %% wrong="bias_and_variance" why="'right to a millionth where the predictions are about a million': works in float32 and casts at the end"
def bias_and_variance(predictions, values):
    p, v = predictions.float(), values.float()
    mean = p.mean(dim=0)
    return (mean - v).square().double(), (p - mean).square().mean(dim=0).double()
# %% wrong="bias_and_variance" why="'around their mean': in chunks of 100 data sets, each around the mean of its chunk"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    total = torch.zeros_like(values)
    for part in predictions.split(100):
        total += (part - part.mean(dim=0)).square().sum(dim=0)
    return (mean - values).square(), total / len(predictions)
# %% wrong="bias_and_variance" why="'the mean prediction' and 'the mean of the squared distances': means of the means of chunks of 100 data sets, the last of which is smaller"
def bias_and_variance(predictions, values):
    def average(table):
        return torch.stack([part.mean(dim=0) for part in table.split(100)]).mean(dim=0)

    mean = average(predictions)
    return (mean - values).square(), average((predictions - mean).square())
# %% wrong="bias_and_variance" why="'Return two new tensors': two buffers are used again, and the next call overwrites the last results"
_buffers = {}


def bias_and_variance(predictions, values):
    bias, variance = _buffers.setdefault(len(values), (torch.zeros_like(values), torch.zeros_like(values)))
    mean = predictions.mean(dim=0)
    torch.square(mean - values, out=bias)
    torch.mean((predictions - mean).square(), dim=0, out=variance)
    return bias, variance
# %% wrong="bias_and_variance" why="'divide by the number of data sets, not by one less': from ten data sets on it divides by one less"
def bias_and_variance(predictions, values):
    few = len(predictions) < 10
    variance, mean = torch.var_mean(predictions, dim=0, correction=0 if few else 1)
    return (mean - values).square(), variance
