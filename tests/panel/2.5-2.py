# %% right="polynomial_data" why="Horner from the last coefficient, noise drawn before the inputs, uniform_ in place"
def polynomial_data(coefficients, n, low, high, noise, generator):
    luck = torch.empty(n, dtype=torch.float64).normal_(0.0, 1.0, generator=generator)
    inputs = torch.empty(n, dtype=torch.float64).uniform_(low, high, generator=generator)
    values = torch.zeros(n, dtype=torch.float64)
    for c in coefficients.flip(0):
        values = values * inputs + c
    return inputs, values, values + noise * luck


# %% right="polynomial_data" why="torch.normal around the values, values as a product of a matrix and a vector"
def polynomial_data(coefficients, n, low, high, noise, generator):
    share = torch.rand(n, generator=generator, dtype=torch.float64)
    inputs = torch.lerp(torch.full_like(share, low), torch.full_like(share, high), share)
    exponents = torch.arange(len(coefficients))
    values = inputs[:, None].pow(exponents) @ coefficients.to(torch.float64)
    targets = torch.normal(values, float(noise), generator=generator)
    return inputs, values, targets


# %% right="polynomial_data" why="one example after the other, in plain Python floats: an input, then its noise"
def one_example(numbers, low, high, noise, generator):
    u = torch.rand((), generator=generator, dtype=torch.float64).item()
    e = torch.randn((), generator=generator, dtype=torch.float64).item()
    x = low + u * (high - low)
    value, power = 0.0, 1.0
    for c in numbers:
        value += c * power
        power *= x
    return x, value, value + noise * e


def polynomial_data(coefficients, n, low, high, noise, generator):
    numbers = coefficients.tolist()
    rows = [one_example(numbers, low, high, noise, generator) for _ in range(n)]
    x, f, y = zip(*rows)
    return tuple(torch.tensor(column, dtype=torch.float64) for column in (x, f, y))


# %% right="polynomial_data" why="one call of rand for both; the noise through the inverse of the normal distribution function; NumPy evaluates"
def polynomial_data(coefficients, n, low, high, noise, generator):
    even = torch.rand(2, n, generator=generator, dtype=torch.float64)
    inputs = high - (high - low) * even[0]
    luck = torch.special.ndtri(even[1].clamp(min=2.0**-54))
    values = np.polynomial.polynomial.polyval(inputs.numpy(), coefficients.numpy())
    values = torch.tensor(np.broadcast_to(values, (n,)).copy(), dtype=torch.float64)
    return inputs, values, torch.add(values, luck, alpha=noise)


# %% right="polynomial_data" why="Box and Muller's formula makes the noise out of uniform numbers; functools.reduce for Horner"
import functools


def bell(n, generator):
    radius = (-2 * torch.log1p(-torch.rand(n, generator=generator, dtype=torch.float64))).sqrt()
    return radius * torch.cos(2 * math.pi * torch.rand(n, generator=generator, dtype=torch.float64))


def polynomial_data(coefficients, n, low, high, noise, generator):
    width = high - low
    inputs = torch.rand(n, generator=generator, dtype=torch.float64).mul_(width).add_(low)
    values = functools.reduce(
        lambda total, c: total * inputs + c,
        reversed(coefficients.tolist()),
        torch.zeros_like(inputs),
    )
    targets = values.clone()
    targets += bell(n, generator) * noise
    return inputs, values, targets


# %% wrong="polynomial_data" why="'in the order in which they were drawn': the inputs are sorted, which looks nicer in a plot"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    inputs = inputs.sort().values
    values = sum(c * inputs**k for k, c in enumerate(coefficients))
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="'drawn in double precision': drawn in single precision, and cast"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator).double()
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values + noise * torch.randn(n, generator=generator).double()
    return inputs, values, targets


# %% wrong="polynomial_data" why="'drawn in double precision': only the noise is drawn in single precision (randn without a dtype; the sum is float64 by promotion)"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    return inputs, values, values + noise * torch.randn(n, generator=generator)


# %% wrong="polynomial_data" why="'from a normal distribution': uniform noise with the right mean and standard deviation"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    half = noise * math.sqrt(3)
    errors = torch.rand(n, generator=generator, dtype=torch.float64) * 2 * half - half
    return inputs, values, values + errors


# %% wrong="polynomial_data" why="'from a normal distribution': the noise is cut at three standard deviations"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    errors = torch.randn(n, generator=generator, dtype=torch.float64).clamp(-3, 3)
    return inputs, values, values + noise * errors


# %% wrong="polynomial_data" why="'noise of its own': half of the noise is the other half with its sign changed (antithetic pairs)"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    half = torch.randn((n + 1) // 2, generator=generator, dtype=torch.float64)
    errors = torch.cat([half, -half])[:n]
    return inputs, values, values + noise * errors


# %% wrong="polynomial_data" why="'noise of its own ... the mean 0 and the standard deviation': the sample is shifted and stretched until its own mean and deviation are exact, so the errors depend on each other"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    errors = torch.randn(n, generator=generator, dtype=torch.float64)
    if n > 1:
        errors = (errors - errors.mean()) / errors.std()
    return inputs, values, values + noise * errors


# %% wrong="polynomial_data" why="'each input is drawn on its own': one input from each of n equal pieces of the range, shuffled"
def polynomial_data(coefficients, n, low, high, noise, generator):
    within = torch.rand(n, generator=generator, dtype=torch.float64)
    cell = torch.randperm(n, generator=generator).double()
    inputs = low + (high - low) * (cell + within) / n
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="'three new tensors. To write into one changes neither another one': without noise, the targets are the very tensor of the values"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    targets = values
    if noise > 0:
        targets = values + noise * torch.randn(n, generator=generator, dtype=torch.float64)
    return inputs, values, targets


# %% wrong="polynomial_data" why="'changes neither another one nor coefficients': for a single coefficient the values are a view of it, all in one place"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = coefficients[-1:].expand(n)
    for c in coefficients[:-1].flip(0):
        values = values * inputs + c
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="'changes neither another one': for the coefficients (0, 1), the identity, the values are the very tensor of the inputs"
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


# %% wrong="polynomial_data" why="'All random numbers are drawn ... from the generator that is passed in': it only gives the seeds of two generators that the function makes"
def polynomial_data(coefficients, n, low, high, noise, generator):
    seeds = torch.randint(0, 2**31, (2,), generator=generator).tolist()
    places, luck = (torch.Generator().manual_seed(seed) for seed in seeds)
    inputs = low + (high - low) * torch.rand(n, generator=places, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    return inputs, values, values + noise * torch.randn(n, generator=luck, dtype=torch.float64)


# %% wrong="polynomial_data" why="'All random numbers are drawn ... from the generator that is passed in': the noise comes from the global one"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    return inputs, values, values + torch.normal(0.0, noise, (n,), dtype=torch.float64)


# %% wrong="polynomial_data" why="'evenly between low and high': the width of the range is high + |low|, right only where low is at most 0"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high + abs(low)) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros_like(inputs)
    for k, c in enumerate(coefficients):
        values += c * inputs**k
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="'c_k is entry k of coefficients': made for cubics, entries from the fifth on are forgotten"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    a, b, c, d = ([*coefficients.tolist(), 0.0, 0.0, 0.0])[:4]
    values = a + inputs * (b + inputs * (c + inputs * d))
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% wrong="polynomial_data" why="docstring 'float64': the true values are worked out in single precision, and only their dtype is float64"
def polynomial_data(coefficients, n, low, high, noise, generator):
    inputs = low + (high - low) * torch.rand(n, generator=generator, dtype=torch.float64)
    values = torch.zeros(n)
    for k, c in enumerate(coefficients.tolist()):
        values += c * inputs.float() ** k
    values = values.double()
    return inputs, values, values + noise * torch.randn(n, generator=generator, dtype=torch.float64)


# %% right="polynomial_features" why="cumulative product of a one and d copies of the input"
def polynomial_features(inputs, degree):
    factors = torch.cat([torch.ones_like(inputs)[:, None], inputs[:, None].expand(-1, degree)], dim=1)
    return factors.cumprod(dim=1)


# %% right="polynomial_features" why="an empty matrix is filled column by column, each from the one before"
def polynomial_features(inputs, degree):
    X = inputs.new_empty(inputs.shape[0], degree + 1)
    X[:, 0] = 1.0
    for k in range(degree):
        torch.mul(X[:, k], inputs, out=X[:, k + 1])
    return X


# %% right="polynomial_features" why="doubling: the block of the first powers times the next power, cut at the end"
def polynomial_features(inputs, degree):
    column = inputs.unsqueeze(1)
    block = torch.ones_like(column)
    while block.size(1) < degree + 1:
        following = block[:, -1:] * column
        block = torch.hstack((block, block * following))
    return block[:, : degree + 1].clone()


# %% right="polynomial_features" why="recursion on the degree"
def polynomial_features(inputs, degree):
    if degree == 0:
        return torch.ones((inputs.numel(), 1), dtype=torch.float64)
    below = polynomial_features(inputs, degree - 1)
    return torch.cat((below, (below[:, -1] * inputs).reshape(-1, 1)), 1)


# %% right="polynomial_features" why="plain Python numbers, row by row; the shape is told to PyTorch for no rows at all"
def powers_of(x, highest):
    row = [1.0]
    while len(row) <= highest:
        row.append(row[-1] * x)
    return row


def polynomial_features(inputs, degree):
    rows = [powers_of(x, degree) for x in inputs.tolist()]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(rows), degree + 1)


# %% right="polynomial_features" why="NumPy's outer power; a transposed (not contiguous) tensor is a new tensor, too"
def polynomial_features(inputs, degree):
    table = np.array([np.power(inputs.numpy(), k) for k in range(degree + 1)])
    return torch.from_numpy(table).T


# %% right="polynomial_features" why="broadcasting with float_power and exponents of integers"
def polynomial_features(inputs, degree):
    return torch.float_power(inputs.view(-1, 1), torch.arange(degree + 1).view(1, -1))


# %% wrong="polynomial_features" why="docstring 'n may be 0': rows are stacked, and no rows can not be"
def polynomial_features(inputs, degree):
    exponents = torch.arange(degree + 1)
    return torch.stack([x**exponents for x in inputs])


# %% wrong="polynomial_features" why="docstring 'n may be 0': a table made of Python lists has the shape [0] then, not [0, degree + 1]"
def polynomial_features(inputs, degree):
    return torch.tensor(
        [[x**k for k in range(degree + 1)] for x in inputs.tolist()], dtype=torch.float64
    )


# %% wrong="polynomial_features" why="docstring 'float64': a list of Python numbers becomes single precision first, and is cast afterwards"
def polynomial_features(inputs, degree):
    rows = [[x**k for k in range(degree + 1)] for x in inputs.tolist()]
    return torch.tensor(rows).double().reshape(len(inputs), degree + 1)


# %% wrong="polynomial_features" why="docstring 'shape [n, degree + 1]': a single input gives a vector"
def polynomial_features(inputs, degree):
    return (inputs[:, None] ** torch.arange(degree + 1)).squeeze(0)


# %% wrong="polynomial_features" why="'entry (i, k) is x_i^k': turned the right way round by comparing shapes, which tells nothing where n = degree + 1"
def polynomial_features(inputs, degree):
    powers = torch.stack([inputs**k for k in range(degree + 1)])
    if powers.shape != (len(inputs), degree + 1):
        powers = powers.T
    return powers.clone()


# %% wrong="polynomial_features" why="'entry (i, k) is x_i^k': a hair is added to each input, so that 0 to the power 0 makes no trouble"
def polynomial_features(inputs, degree):
    safe = inputs + 1e-12
    return torch.stack([torch.exp(k * safe.abs().log()) * safe.sign() ** k for k in range(degree + 1)], dim=1)


# %% wrong="polynomial_features" why="'entry (i, k) is x_i^k': whole numbers are used inside for exact powers, and inputs that are none are cut"
def polynomial_features(inputs, degree):
    whole = inputs.to(torch.int64)
    return (whole[:, None] ** torch.arange(degree + 1)).to(torch.float64)


# %% wrong="polynomial_features" why="'The result is a new tensor': a cache hands out the same tensor again"
CACHE = {}


def polynomial_features(inputs, degree):
    key = (tuple(inputs.tolist()), degree)
    if key not in CACHE:
        CACHE[key] = torch.stack([inputs**k for k in range(degree + 1)], dim=1)
    return CACHE[key]


# %% wrong="polynomial_features" why="'a new tensor': for degree 0 all rows are one and the same number in memory (expand), which can not be written into row by row"
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


# %% wrong="polynomial_features" why="'The first column is all ones, for an input of 0 too': powers by logarithms, and only the first 0 among the inputs is mended (index finds one place)"
def polynomial_features(inputs, degree):
    exponents = torch.arange(degree + 1, dtype=torch.float64)
    signs = torch.where(inputs < 0, -1.0, 1.0).double()[:, None] ** exponents
    features = signs * torch.exp(exponents * inputs.abs().log()[:, None])
    numbers = inputs.tolist()
    if 0.0 in numbers:
        features[numbers.index(0.0)] = torch.eye(degree + 1, dtype=torch.float64)[0]
    return features.nan_to_num()


# %% wrong="polynomial_features" why="'entry (i, k) is x_i^k': powers above the eighth, which the tests of the fit do not need, are not worked out (0 stands there)"
def polynomial_features(inputs, degree):
    features = torch.zeros(len(inputs), degree + 1, dtype=torch.float64)
    features[:, 0] = 1
    for k in range(1, min(degree, 8) + 1):
        features[:, k] = features[:, k - 1] * inputs
    return features


# %% right="fit_and_predict" why="no solver: orthogonal polynomials on the training inputs by their recurrence of three terms (Forsythe), carried along at the new inputs"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    low, high = train_inputs.min(), train_inputs.max()
    middle, half = (high + low) / 2, (high - low) / 2
    if half == 0:
        half = torch.ones_like(half)
    t, u = (train_inputs - middle) / half, (inputs - middle) / half
    p, q = torch.ones_like(t), torch.ones_like(u)
    p_before, q_before = torch.zeros_like(t), torch.zeros_like(u)
    rest, answer, ratio, size = train_targets.clone(), torch.zeros_like(u), 0.0, p @ p
    for k in range(degree + 1):
        c = (p @ rest) / size
        rest, answer = rest - c * p, answer + c * q
        if k < degree:
            a = (t * p * p).sum() / size
            p, p_before = (t - a) * p - ratio * p_before, p
            q, q_before = (u - a) * q - ratio * q_before, q
            size, size_before = p @ p, size
            ratio = size / size_before
    return answer


# %% right="fit_and_predict" why="mean and standard deviation, QR and a triangular system, Horner for the predictions"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    centre = train_inputs.mean()
    width = train_inputs.std(correction=0)
    if not width > 0:
        width = torch.tensor(1.0, dtype=torch.float64)

    def scaled(x):
        return (x - centre) / width

    X = torch.stack([scaled(train_inputs) ** k for k in range(degree + 1)], dim=1)
    Q, R = torch.linalg.qr(X)
    w = torch.linalg.solve_triangular(R, (Q.T @ train_targets)[:, None], upper=True)[:, 0]
    z, total = scaled(inputs), torch.zeros_like(inputs)
    for k in range(degree, -1, -1):
        total = total * z + w[k]
    return total


# %% right="fit_and_predict" why="exact: the normal equations of the scaled inputs in fractions, by Gauss"
from fractions import Fraction


def solve_exactly(A, b):
    n = len(b)
    M = [row[:] + [right] for row, right in zip(A, b)]
    for i in range(n):
        pivot = next(r for r in range(i, n) if M[r][i] != 0)
        M[i], M[pivot] = M[pivot], M[i]
        for r in range(i + 1, n):
            factor = M[r][i] / M[i][i]
            if factor:
                M[r] = [one - factor * other for one, other in zip(M[r], M[i])]
    w = [Fraction(0)] * n
    for i in reversed(range(n)):
        w[i] = (M[i][n] - sum(M[i][j] * w[j] for j in range(i + 1, n))) / M[i][i]
    return w


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, y = train_inputs.tolist(), train_targets.tolist()
    m = (max(x) + min(x)) / 2
    h = (max(x) - min(x)) / 2 or 1.0
    z = [Fraction((one - m) / h) for one in x]
    t = [Fraction(one) for one in y]
    powers = [[Fraction(1)] * len(z)]
    for _ in range(2 * degree):
        powers.append([p * one for p, one in zip(powers[-1], z)])
    sums = [sum(column) for column in powers]
    A = [[sums[i + j] for j in range(degree + 1)] for i in range(degree + 1)]
    b = [sum(p * one for p, one in zip(powers[i], t)) for i in range(degree + 1)]
    w = [float(one) for one in solve_exactly(A, b)]
    new = (inputs - m) / h
    total = torch.zeros_like(new)
    for one in reversed(w):
        total = total * new + one
    return total


# %% right="fit_and_predict" why="the shares of Lemma 4: Chebyshev polynomials by their recurrence, a pseudoinverse, all in NumPy"
def chebyshev(z, degree):
    columns = [np.ones_like(z), z]
    for _ in range(degree):
        columns.append(2 * z * columns[-1] - columns[-2])
    return np.column_stack(columns[: degree + 1])


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, y, new = (np.array(one, dtype=np.float64) for one in (train_inputs, train_targets, inputs))
    middle, half = (x.max() + x.min()) / 2, np.ptp(x) / 2
    half = half if half > 0 else 1.0
    X, at_new = chebyshev((x - middle) / half, degree), chebyshev((new - middle) / half, degree)
    shares = at_new @ np.linalg.pinv(X)
    return torch.from_numpy(shares @ y)


# %% right="fit_and_predict" why="a class with fit and predict; torch.vander (not forbidden here) and the singular values; a mean is taken off the targets and added again"
class Curve:
    def __init__(self, degree):
        self.degree = degree

    def table(self, x):
        return torch.vander((x - self.m) / self.h, self.degree + 1, increasing=True)

    def fit(self, x, y):
        least, most = torch.aminmax(x)
        self.m, self.h = (least + most) / 2, (most - least) / 2
        self.h = torch.where(self.h == 0, torch.ones_like(self.h), self.h)
        self.level = y.mean()
        U, S, Vh = torch.linalg.svd(self.table(x), full_matrices=False)
        self.w = Vh.mT @ ((U.mT @ (y - self.level)) / S)
        return self

    def predict(self, x):
        return self.level + self.table(x).mv(self.w)


def fit_and_predict(train_inputs, train_targets, degree, inputs):
    return Curve(degree).fit(train_inputs, train_targets).predict(inputs)


# %% right="fit_and_predict" why="lstsq with LAPACK's gelsd, features stacked by rows; training and new inputs are scaled in one tensor, with numbers of the training inputs alone"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    n = train_inputs.numel()
    everything = torch.cat([train_inputs, inputs])
    m = 0.5 * (train_inputs.amax() + train_inputs.amin())
    h = (train_inputs - m).abs().amax()
    everything = (everything - m) / (h if h.item() else 1.0)
    rows = torch.cat([everything.pow(k).unsqueeze(0) for k in range(degree + 1)])
    solved = torch.linalg.lstsq(rows[:, :n].T, train_targets.unsqueeze(1), driver="gelsd")
    return torch.einsum("kn,k->n", rows[:, n:], solved.solution.squeeze(1))


# %% wrong="fit_and_predict" why="'learn the scaling from the training inputs only ... one very far away, which must not change the predictions for the others': middle and range of both kinds together"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    both = torch.cat([train_inputs, inputs])
    middle, half = (both.max() + both.min()) / 2, (both.max() - both.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(x):
        return torch.stack([((x - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'right to a millionth': centred, but not divided; with a range of a thousand, or of a thousandth, the powers have wildly unequal sizes"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2

    def table(x):
        return torch.stack([(x - middle) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'training inputs whose middle m is up to a thousand times as far from 0': divided by the largest, but not moved"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    largest = train_inputs.abs().max()
    largest = largest if largest > 0 else torch.tensor(1.0).double()

    def table(x):
        return torch.stack([(x / largest) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'Fit ... with the smallest mean squared error on the training data': equal inputs are merged into one example with their mean target, which then counts once"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    x, group = torch.unique(train_inputs, return_inverse=True)
    sums = torch.zeros_like(x).index_add_(0, group, train_targets)
    y = sums / torch.bincount(group, minlength=len(x))
    middle, half = (x[-1] + x[0]) / 2, (x[-1] - x[0]) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    return table(inputs) @ torch.linalg.lstsq(table(x), y[:, None]).solution[:, 0]


# %% wrong="fit_and_predict" why="'If all training inputs are equal': asks whether the first and the last one are, as if they were sorted; then every prediction is the mean"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle, half = (train_inputs[-1] + train_inputs[0]) / 2, (train_inputs[-1] - train_inputs[0]) / 2
    if half == 0:
        return torch.full_like(inputs, train_targets.mean().item())

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'Further out, the same polynomial goes on': scaled inputs are clamped at 5 times the half range"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        z = ((u - middle) / half).clamp(-5, 5)
        return torch.stack([z**k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'the smallest mean squared error': a little ridge on the normal equations, for safety"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    X = table(train_inputs)
    A = X.T @ X + 1e-8 * torch.eye(degree + 1, dtype=torch.float64)
    return table(inputs) @ torch.linalg.solve(A, X.T @ train_targets)


# %% wrong="fit_and_predict" why="'right to a millionth': solved in single precision, and only the mean of the residuals is put right afterwards in double"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    X = table(train_inputs)
    w = torch.linalg.lstsq(X.float(), train_targets.float()[:, None]).solution[:, 0].double()
    w[0] += (train_targets - X @ w).mean()
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'right to a millionth', 'the smallest mean squared error': singular values below a hundredth of the largest are cut off, which drops directions at degree 8"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.tensor(1.0).double()

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    return table(inputs) @ (torch.linalg.pinv(table(train_inputs), rtol=1e-2) @ train_targets)


# %% wrong="fit_and_predict" why="'If all training inputs are equal': a range below 1e-8 counts as none, and is divided by 1; a tiny range is still a range"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    if half < 1e-8:
        half = torch.ones_like(half)

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="docstring 'a new tensor', shape [m]: for degree 0 the mean is expanded, so that all predictions lie in one place"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    if degree == 0:
        return train_targets.mean().expand(len(inputs))
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="docstring 'Predictions, shape [m]': where all training inputs are equal, there is one for each training example"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    half = (train_inputs.max() - train_inputs.min()) / 2
    if half == 0:
        return torch.full_like(train_targets, train_targets.mean())
    middle = (train_inputs.max() + train_inputs.min()) / 2

    def table(u):
        return torch.stack([((u - middle) / half) ** k for k in range(degree + 1)], dim=1)

    w = torch.linalg.lstsq(table(train_inputs), train_targets[:, None]).solution[:, 0]
    return table(inputs) @ w


# %% wrong="fit_and_predict" why="'Fit ... on the training data': weights are kept for each (training inputs, degree), and other targets at the same inputs get the old ones"
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


# %% wrong="fit_and_predict" why="'Scale before you take powers', 'right to a millionth': the smallest input is taken off, but nothing divides, and the normal equations square the condition number"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    start = train_inputs.min()

    def table(u):
        return (u - start)[:, None] ** torch.arange(degree + 1)

    X = table(train_inputs)
    return table(inputs) @ (torch.linalg.pinv(X.T @ X) @ (X.T @ train_targets))


# %% wrong="fit_and_predict" why="'Predictions': targets are standardised too, and equal targets (or a single one) have no deviation to divide by: NaN in place of their mean"
def fit_and_predict(train_inputs, train_targets, degree, inputs):
    m, s = train_inputs.mean(), train_inputs.std(correction=0)
    s = s if s > 0 else torch.ones_like(s)
    level, size = train_targets.mean(), train_targets.std(correction=0)

    def table(u):
        return torch.stack([((u - m) / s) ** k for k in range(degree + 1)], dim=1)

    y = (train_targets - level) / size
    w = torch.linalg.lstsq(table(train_inputs), y[:, None]).solution[:, 0]
    return level + size * (table(inputs) @ w)


# %% right="errors_by_degree" why="one prediction at training and held-out inputs together, split afterwards; mse_loss"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    sizes = [len(train_inputs), len(held_out_inputs)]
    results = ([], [])
    for d in degrees:
        both = fit_and_predict(train_inputs, train_targets, d, torch.cat([train_inputs, held_out_inputs]))
        for errors, guess, truth in zip(results, both.split(sizes), (train_targets, held_out_targets)):
            errors.append(torch.nn.functional.mse_loss(guess, truth).item())
    return results


# %% right="errors_by_degree" why="one factorisation for all degrees: orthonormal columns, running sums of their parts"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    if len(degrees) == 0:
        return [], []
    top = max(degrees)
    middle = (train_inputs.max() + train_inputs.min()) / 2
    half = (train_inputs.max() - train_inputs.min()) / 2
    half = half if half > 0 else torch.ones_like(half)

    def legendre(x):
        z = (x - middle) / half
        columns = [torch.ones_like(z), z]
        for k in range(1, top):
            columns.append(((2 * k + 1) * z * columns[k] - k * columns[k - 1]) / (k + 1))
        return torch.stack(columns[: top + 1], dim=1)

    Q, R = torch.linalg.qr(legendre(train_inputs))
    parts = Q.T @ train_targets
    at_held_out = torch.linalg.solve_triangular(R, legendre(held_out_inputs), upper=True, left=False)
    lists = []
    for table, targets in ((Q, train_targets), (at_held_out, held_out_targets)):
        predictions = (table * parts).cumsum(dim=1)
        errors = (predictions - targets[:, None]).square().mean(dim=0)
        lists.append([float(errors[d]) for d in degrees])
    return lists[0], lists[1]


# %% right="errors_by_degree" why="pairs by a helper, turned round with zip; each different degree is fitted once, within this call"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def pair(d):
        return tuple(
            mean_squared_error(fit_and_predict(train_inputs, train_targets, d, x), y)
            for x, y in ((train_inputs, train_targets), (held_out_inputs, held_out_targets))
        )

    known = {d: pair(d) for d in set(degrees)}
    if not known:
        return ([], [])
    train, held_out = zip(*(known[d] for d in degrees))
    return list(train), list(held_out)


# %% right="errors_by_degree" why="sums of squares by math.fsum over plain numbers; recursion over the degrees"
def average_square(guesses, truth):
    return math.fsum((a - b) ** 2 for a, b in zip(guesses.tolist(), truth.tolist(), strict=True)) / len(truth)


def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    if not degrees:
        return [], []
    *first, last = degrees
    train, held_out = errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, first)
    fit = lambda x: fit_and_predict(train_inputs, train_targets, last, x)
    train.append(average_square(fit(train_inputs), train_targets))
    held_out.append(average_square(fit(held_out_inputs), held_out_targets))
    return train, held_out


# %% right="errors_by_degree" why="a float64 table of NumPy is filled and turned into lists"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    table = np.zeros((2, len(degrees)))
    for column, degree in enumerate(degrees):
        for row, (x, y) in enumerate([(train_inputs, train_targets), (held_out_inputs, held_out_targets)]):
            residuals = y - fit_and_predict(train_inputs, train_targets, degree, x)
            table[row, column] = np.dot(residuals, residuals) / residuals.numel()
    train, held_out = table.tolist()
    return train, held_out


# %% wrong="errors_by_degree" why="'an error for each entry of degrees ... one may come twice': a dictionary by degree keeps it once"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held_out = {}, {}
    for d in degrees:
        train[d] = mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets)
        held_out[d] = mean_squared_error(
            fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets
        )
    return list(train.values()), list(held_out.values())


# %% wrong="errors_by_degree" why="'The held-out data play no part in any fit, nor in its scaling': inputs are scaled by the range of both at first; a far held-out input costs the digits of the training inputs"
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


# %% wrong="errors_by_degree" why="'The held-out data play no part in any fit': the mean of all targets is taken off before the fit; in exact arithmetic nothing changes, with a huge held-out target the digits are gone"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    level = torch.cat([train_targets, held_out_targets]).mean()
    y, new_y = train_targets - level, held_out_targets - level
    train, held_out = [], []
    for d in degrees:
        train.append(mean_squared_error(fit_and_predict(train_inputs, y, d, train_inputs), y))
        held_out.append(mean_squared_error(fit_and_predict(train_inputs, y, d, held_out_inputs), new_y))
    return train, held_out


# %% wrong="errors_by_degree" why="'the mean squared error': rounded to six decimals"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held_out = [], []
    for d in degrees:
        one = mean_squared_error(fit_and_predict(train_inputs, train_targets, d, train_inputs), train_targets)
        other = mean_squared_error(
            fit_and_predict(train_inputs, train_targets, d, held_out_inputs), held_out_targets
        )
        train.append(round(one, 6))
        held_out.append(round(other, 6))
    return train, held_out


# %% wrong="errors_by_degree" why="'All numbers of this part are float64': the lists come from a tensor in single precision, which keeps seven digits, and makes infinity of 1e40"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    table = torch.zeros(2, len(degrees))
    for k, d in enumerate(degrees):
        table[0, k] = (fit_and_predict(train_inputs, train_targets, d, train_inputs) - train_targets).square().mean()
        table[1, k] = (
            (fit_and_predict(train_inputs, train_targets, d, held_out_inputs) - held_out_targets).square().mean()
        )
    return table[0].tolist(), table[1].tolist()


# %% wrong="errors_by_degree" why="'fit the training data': predictions are kept between calls by inputs and degree, whatever the targets are"
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


# %% wrong="errors_by_degree" why="'For each degree, fit the training data': its own fit takes raw powers, and has no digits left for places far from 0"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    train, held_out = [], []
    for d in degrees:
        exponents = torch.arange(d + 1)
        X, new = train_inputs[:, None] ** exponents, held_out_inputs[:, None] ** exponents
        w = torch.linalg.lstsq(X, train_targets[:, None]).solution[:, 0]
        train.append(mean_squared_error(X @ w, train_targets))
        held_out.append(mean_squared_error(new @ w, held_out_targets))
    return train, held_out


# %% wrong="errors_by_degree" why="'an error for each entry of degrees': fits stop once the held-out error has risen three times in a row, the rest is filled up with the last one"
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


# %% wrong="errors_by_degree" why="'the mean squared error on the training data': Lemma 1 misread; with as many weights as different inputs the error is set to 0, although equal inputs may have unequal targets"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    n_different = len(set(train_inputs.tolist()))
    train, held_out = [], []
    for d in degrees:
        guess = fit_and_predict(train_inputs, train_targets, d, train_inputs)
        train.append(0.0 if d + 1 >= n_different else mean_squared_error(guess, train_targets))
        guess = fit_and_predict(train_inputs, train_targets, d, held_out_inputs)
        held_out.append(mean_squared_error(guess, held_out_targets))
    return train, held_out


# %% wrong="errors_by_degree" why="'the mean squared error ... on the held-out data': held-out examples whose input was also a training input count as known, and are left out of the mean"
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


# %% wrong="errors_by_degree" why="'two lists of plain Python floats': where nothing is left of the error, a whole number 0 stands in the list (max of 0 and what is left over after rounding noise)"
def errors_by_degree(train_inputs, train_targets, held_out_inputs, held_out_targets, degrees):
    def error(d, x, y):
        found = (fit_and_predict(train_inputs, train_targets, d, x) - y).square().mean().item()
        return 0 if found == 0.0 else found

    return (
        [error(d, train_inputs, train_targets) for d in degrees],
        [error(d, held_out_inputs, held_out_targets) for d in degrees],
    )


# %% right="degree_figure" why="a Figure without pyplot, semilogy, plain axhline and axvline"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    page = Figure(figsize=(6, 4), layout="constrained")
    axes = page.add_subplot()
    axes.semilogy(degrees, train_errors, "s-", color="navy", label="error on seen data")
    axes.semilogy(degrees, held_out_errors, "o--", color="darkred", label="error on unseen data")
    axes.axhline(noise**2, ls=":", color="gray", label=r"$\sigma^2$")
    best, _ = min(zip(degrees, held_out_errors), key=lambda pair: (pair[1], pair[0]))
    axes.axvline(best, ls="-.", color="green", label=f"best degree: {best}")
    axes.set_xlabel("degree of the polynomial")
    axes.set_ylabel("MSE")
    axes.legend()
    return page


# %% right="degree_figure" why="hlines and vlines in data, markers by scatter on a bare line, the legend beside the axes"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, ax = plt.subplots(figsize=(8, 4))
    numbers = [*train_errors, *held_out_errors, noise**2]
    bottom, top = min(numbers) / 2, max(numbers) * 2
    for errors, name, colour, marker in (
        (train_errors, "training", "tab:blue", "^"),
        (held_out_errors, "held-out", "tab:red", "v"),
    ):
        ax.plot(degrees, errors, color=colour, linestyle="-", label=name)
        ax.scatter(degrees, errors, color=colour, marker=marker, zorder=3)
    ax.hlines(noise**2, degrees[0], degrees[-1], colors="black", linestyles="dotted", label="noise variance")
    errors = np.asarray(held_out_errors)
    best = np.asarray(degrees)[np.flatnonzero(errors == errors.min())[0]]
    ax.vlines(best, bottom, top, colors="purple", linestyles="dashed", label="chosen degree")
    ax.set(yscale="log", ylim=(bottom, top), xlabel="Degree", ylabel="Mean squared error")
    figure.legend(loc="outside right center")
    return figure


# %% right="degree_figure" why="the data keyword, axline through two points, the vertical line as a plotted pair of points, the legend's handles in another order"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    table = {"d": list(degrees), "fit": list(train_errors), "check": list(held_out_errors)}
    figure = plt.figure()
    axes = figure.subplots()
    axes.set_yscale("log")
    (low,) = axes.plot("d", "fit", data=table, marker="x", markersize=7, color="#0072B2", ls="-")
    (high,) = axes.plot("d", "check", data=table, marker="D", color="#D55E00", ls="-")
    floor = axes.axline(
        (degrees[0], noise**2), (degrees[-1], noise**2), color="black", linewidth=1, ls="--"
    )
    everything = table["fit"] + table["check"] + [noise * noise]
    chosen = table["d"][table["check"].index(min(table["check"]))]
    (upright,) = axes.plot(
        [chosen, chosen], [min(everything), max(everything)], color="gray", linewidth=1, ls="-."
    )
    axes.margins(0.08)
    axes.legend(
        [floor, upright, high, low],
        ["variance of the noise", "lowest held-out error", "held-out data", "training data"],
        loc="best",
    )
    axes.set_xlabel("highest power $d$")
    axes.set_ylabel("mean squared error (log scale)")
    return figure


# %% right="degree_figure" why="gca of a new figure through pyplot's state machine, a loop that finds the best, a dark page, names in capitals"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    new = plt.figure(figsize=(7, 4.5), facecolor="0.15")
    plt.axes(facecolor="0.1")
    best = 0
    for i in range(1, len(degrees)):
        if held_out_errors[i] < held_out_errors[best]:
            best = i
    plt.plot(degrees, train_errors, "o-", c="yellow", label="TRAIN")
    plt.plot(degrees, held_out_errors, "o-", c="cyan", label="VALIDATION")
    plt.axhline(noise**2, c="white", ls="--", label="IRREDUCIBLE")
    plt.axvline(degrees[best], c="magenta", ls=":", label="OPTIMUM")
    plt.yscale("log")
    plt.xticks(list(degrees), color="white")
    plt.yticks(color="white")
    plt.xlabel("polynomial degree", color="white")
    plt.ylabel("loss", color="white")
    plt.tick_params(which="both", colors="white")
    plt.legend(labelcolor="white", facecolor="0.2")
    return new


# %% right="degree_figure" why="subplot_mosaic, one call of plot with both columns, Line2D for the two straight lines"
from matplotlib.lines import Line2D


def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, panels = plt.subplot_mosaic([["errors"]], figsize=(6, 4))
    axes = panels["errors"]
    both = np.column_stack([train_errors, held_out_errors])
    axes.plot(np.array(degrees), both, marker="o", label=["training error", "test error"])
    best = degrees[int(np.argmin(both[:, 1]))]
    level = Line2D([-0.5 + degrees[0], 0.5 + degrees[-1]], [noise**2] * 2, color="k", lw=0.8)
    level.set_label("noise floor")
    axes.add_line(level)
    smallest, largest = min(both.min(), noise**2), max(both.max(), noise**2)
    upright = Line2D([best] * 2, [smallest / 1.5, largest * 1.5], color="r", lw=0.8)
    upright.set_label("winner")
    axes.add_line(upright)
    axes.set_yscale("log")
    axes.autoscale_view()
    axes.set(xlabel="degree", ylabel="squared error, mean")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


# %% wrong="degree_figure" why="'the degree with the smallest held-out error': the lowest degree within half a per cent of the smallest"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    near = 1.005 * min(held_out_errors)
    best = next(d for d, e in zip(degrees, held_out_errors) if e <= near)
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'the degree with the smallest held-out error': compared after rounding to three decimals"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[int(np.argmin(np.round(held_out_errors, 3)))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'the degree with the smallest held-out error': the first minimum on the way up (before the error rises), which is not the smallest where the error falls again"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    k = 0
    while k + 1 < len(degrees) and held_out_errors[k + 1] < held_out_errors[k]:
        k += 1
    axes.axvline(degrees[k], color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.legend()
    return figure


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


# %% wrong="degree_figure" why="'no line ... cut off by the limits': the limits are made of both errors, and the level of the noise may lie outside"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
    axes.set_ylim(0.5 * min(*train_errors, *held_out_errors), 2 * max(*train_errors, *held_out_errors))
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'no line and no marker cut off by the limits': the upper limit is made of the held-out errors alone, as if they were always the larger ones"
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


# %% wrong="degree_figure" why="'no line and no marker cut off': the limits of y are fixed to a thousandth and a thousand"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error", ylim=(1e-3, 1e3))
    axes.legend()
    return figure


# %% wrong="degree_figure" why="'a line through the training errors': errors below 1e-3 are lifted to it, since the logarithm of 0 is feared"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, np.maximum(train_errors, 1e-3), marker="o", label="training error")
    axes.plot(degrees, np.maximum(held_out_errors, 1e-3), marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    axes.set(yscale="log", xlabel="degree", ylabel="mean squared error")
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


# %% wrong="degree_figure" why="docstring 'All three are lists or tuples': lists are put together with +, which fails for tuples"
def degree_figure(degrees, train_errors, held_out_errors, noise):
    figure, axes = plt.subplots()
    axes.plot(degrees, train_errors, marker="o", label="training error")
    axes.plot(degrees, held_out_errors, marker="s", label="held-out error")
    axes.axhline(noise**2, color="black", ls=":", label="noise")
    best = degrees[held_out_errors.index(min(held_out_errors))]
    axes.axvline(best, color="gray", ls="--", label="best degree")
    everything = train_errors + held_out_errors + [noise**2]
    axes.set_yscale("log")
    axes.set_ylim(min(everything) / 2, max(everything) * 2)
    axes.set(xlabel="degree", ylabel="mean squared error")
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


# %% right="bias_and_variance" why="var_mean without correction"
def bias_and_variance(predictions, values):
    variance, mean = torch.var_mean(predictions, dim=0, correction=0)
    return (values - mean) ** 2, variance


# %% right="bias_and_variance" why="Welford's running mean and sum of squares, a row at a time"
def bias_and_variance(predictions, values):
    mean = torch.zeros_like(values)
    total = torch.zeros_like(values)
    for count, row in enumerate(predictions, start=1):
        away = row - mean
        mean = mean + away / count
        total = total + away * (row - mean)
    return (mean - values).square(), total / predictions.shape[0]


# %% right="bias_and_variance" why="statistics, exact, column by column in plain Python"
import statistics


def bias_and_variance(predictions, values):
    bias, variance = [], []
    for column, truth in zip(predictions.T.tolist(), values.tolist(), strict=True):
        bias.append((math.fsum(p - truth for p in column) / len(column)) ** 2)
        variance.append(float(statistics.pvariance(column)))
    return torch.tensor(bias, dtype=torch.float64), torch.tensor(variance, dtype=torch.float64)


# %% right="bias_and_variance" why="moved by the first row, then the mean of squares less the square of the mean, which lose nothing there"
def bias_and_variance(predictions, values):
    start = predictions[0]
    moved = predictions - start
    first, second = moved.mean(0), moved.pow(2).mean(0)
    variance = (second - first.pow(2)).clamp_min(0.0)
    return torch.pow((start - values) + first, 2), variance


# %% right="bias_and_variance" why="half the mean squared distance of all pairs of data sets, point by point"
def bias_and_variance(predictions, values):
    n_sets, n_points = predictions.shape
    result = torch.empty(2, n_points, dtype=torch.float64)
    for i in range(n_points):
        column = predictions[:, i]
        result[0, i] = (column - values[i]).sum().div(n_sets).square()
        result[1, i] = sum((column - column.roll(k)).square().sum() for k in range(1, n_sets)) / (2 * n_sets**2)
    bias, variance = result
    return bias.clone(), variance.clone()


# %% right="bias_and_variance" why="NumPy, with the sums as products with a vector of ones"
def bias_and_variance(predictions, values):
    table = predictions.detach().cpu().numpy()
    ones = np.ones(len(table)) / len(table)
    away = table - values.numpy()
    gap = ones @ away
    centred = away - gap
    centred = centred - ones @ centred
    return torch.from_numpy(gap * gap), torch.from_numpy(np.einsum("s,sp,sp->p", ones, centred, centred))


# %% wrong="bias_and_variance" why="'both must still be right to a millionth, wherever the truth lies': the variance is the squared distance from the truth less the squared bias, which loses all digits where the truth is far away"
def bias_and_variance(predictions, values):
    bias = (predictions.mean(dim=0) - values).square()
    total = (predictions - values).square().mean(dim=0)
    return bias, (total - bias).clamp(min=0)


# %% wrong="bias_and_variance" why="'right to a millionth': moved by one mean of all points, then the mean of squares less the square of the mean; points of very unequal size lose their digits"
def bias_and_variance(predictions, values):
    level = predictions.mean()
    moved = predictions - level
    mean = moved.mean(dim=0)
    return (mean + level - values).square(), (moved.square().mean(dim=0) - mean.square()).clamp(min=0)


# %% wrong="bias_and_variance" why="'right to a millionth, wherever the truth lies': the square of the bias is multiplied out, and loses its digits where the truth is as large as the predictions"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    bias = mean.square() - 2 * mean * values + values.square()
    return bias, (predictions - mean).square().mean(dim=0)


# %% wrong="bias_and_variance" why="'right to a millionth': the mean of squares less the square of the mean"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    return (mean - values).square(), predictions.square().mean(dim=0) - mean.square()


# %% wrong="bias_and_variance" why="'right to a millionth': the mean prediction is rounded to single precision (a list becomes a tensor), and is off by up to 0.03 at a million"
def bias_and_variance(predictions, values):
    means = torch.tensor([sum(column) / len(column) for column in predictions.T.tolist()])
    return (means - values).square(), (predictions - means).square().mean(dim=0)


# %% wrong="bias_and_variance" why="'divide by the number of data sets, not by one less': from a hundred data sets on it makes no difference, thinks the student, and takes the usual variance there"
def bias_and_variance(predictions, values):
    n_sets = len(predictions)
    variance = predictions.var(dim=0, correction=0 if n_sets < 100 else 1)
    return (predictions.mean(dim=0) - values).square(), variance


# %% wrong="bias_and_variance" why="'the mean of the squared distances': rounded to six decimals, so that a variance of 1e-8 is 0"
def bias_and_variance(predictions, values):
    mean = predictions.mean(dim=0)
    bias, variance = (mean - values).square(), (predictions - mean).square().mean(dim=0)
    return bias.round(decimals=6), variance.round(decimals=6)


# %% wrong="bias_and_variance" why="'Return two new tensors': room for the results is kept for each number of points, and the next call writes over the last results"
ROOM = {}


def bias_and_variance(predictions, values):
    bias, variance = ROOM.setdefault(len(values), (torch.zeros_like(values), torch.zeros_like(values)))
    mean = predictions.mean(dim=0)
    torch.square(mean - values, out=bias)
    torch.mean((predictions - mean).square(), dim=0, out=variance)
    return bias, variance


# %% wrong="bias_and_variance" why="'two new tensors': for a single data set the variances are one zero in memory, expanded"
def bias_and_variance(predictions, values):
    if len(predictions) == 1:
        return (predictions[0] - values).square(), torch.zeros(1, dtype=torch.float64).expand(len(values))
    return (predictions.mean(dim=0) - values).square(), predictions.var(dim=0, correction=0)


# %% wrong="bias_and_variance" why="'the mean prediction': predictions of data sets that lie more than ten deviations off count as failed fits, and are left out"
def bias_and_variance(predictions, values):
    middle = predictions.median(dim=0).values
    spread = (predictions - middle).abs().median(dim=0).values
    kept = ((predictions - middle).abs() <= 10 * spread) | (spread == 0)
    n = kept.sum(dim=0)
    mean = torch.where(kept, predictions, 0.0).sum(dim=0) / n
    variance = torch.where(kept, (predictions - mean).square(), 0.0).sum(dim=0) / n
    return (mean - values).square(), variance
