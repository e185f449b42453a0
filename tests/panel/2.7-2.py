# %% right="draw_classes" why="repeat_interleave, randperm of the labels, noise afterwards, one matrix product"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(list(counts), dtype=torch.int64))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% right="draw_classes" why="Fisher and Yates by hand on a Python list, one randint for each place, one matrix-vector product for each example"
def _shuffled(items, generator):
    items = list(items)
    for i in range(len(items) - 1, 0, -1):
        j = int(torch.randint(0, i + 1, (), generator=generator))
        items[i], items[j] = items[j], items[i]
    return items


def draw_classes(counts, means, mixing, generator):
    d = means.size(1)
    deck = _shuffled((k for k, how_many in enumerate(counts) for _ in range(how_many)), generator)
    features = torch.empty((len(deck), d), dtype=torch.float64)
    for i, k in enumerate(deck):
        xi = torch.randn(d, dtype=torch.float64, generator=generator)
        features[i] = torch.mv(mixing, xi).add(means[k])
    return features, torch.tensor(deck, dtype=torch.long)


# %% right="draw_classes" why="class by class, torch.cat, then both are put into the order in which random keys sort"
def draw_classes(counts, means, mixing, generator):
    clouds, names = [], []
    for k, count in enumerate(counts):
        noise = torch.empty(count, means.shape[1], dtype=torch.float64).normal_(generator=generator)
        clouds.append(torch.einsum("ij,nj->ni", mixing, noise) + means[k])
        names.append(torch.full((count,), k, dtype=torch.int64))
    features, labels = torch.cat(clouds), torch.cat(names)
    keys = torch.rand(labels.numel(), dtype=torch.float64, generator=generator)
    order = keys.argsort()
    return features.index_select(0, order), labels.index_select(0, order)


# %% right="draw_classes" why="NumPy for all that is not random; normal numbers by torch.normal, columns instead of rows, multinomial without replacement as an order"
def draw_classes(counts, means, mixing, generator):
    n, d = int(sum(counts)), means.shape[1]
    sorted_labels = np.repeat(np.arange(len(counts), dtype=np.int64), np.array(counts, dtype=np.int64))
    if n:
        order = torch.multinomial(torch.ones(n, dtype=torch.float64), n, generator=generator).numpy()
    else:
        order = np.zeros(0, dtype=np.int64)
    labels = sorted_labels[order]
    xi = torch.normal(torch.zeros(d, n, dtype=torch.float64), torch.ones(d, n, dtype=torch.float64), generator=generator)
    columns = means.numpy().T[:, labels] + mixing.numpy() @ xi.numpy()
    return torch.from_numpy(np.ascontiguousarray(columns.T)), torch.from_numpy(labels.copy())


# %% right="draw_classes" why="Box and Muller from uniform numbers of the generator; the places are dealt out, each class takes its share of a random order; one-hot times means"
def draw_classes(counts, means, mixing, generator):
    n, d = sum(counts), means.shape[1]
    u = 1.0 - torch.rand(2, n, d, generator=generator, dtype=torch.float64)  # in (0, 1]
    xi = torch.sqrt(-2.0 * torch.log(u[0])) * torch.cos(2.0 * math.pi * u[1])
    places = torch.randperm(n, generator=generator)
    labels = torch.zeros(n, dtype=torch.int64)
    for k, own in enumerate(places.split(list(counts))):
        labels[own] = k
    one_hot = functional.one_hot(labels, len(counts)).to(torch.float64)
    return torch.addmm(one_hot @ means[: len(counts)], xi, mixing.t()), labels


# %% wrong="draw_classes" why="statement: 'every order is equally likely'; Sattolo's off-by-one shuffle (j below i) makes cyclic orders only: two examples always change places"
def draw_classes(counts, means, mixing, generator):
    order = list(range(sum(counts)))
    for i in range(len(order) - 1, 0, -1):
        j = int(torch.randint(0, i, (), generator=generator))
        order[i], order[j] = order[j], order[i]
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.tensor(order, dtype=torch.int64)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="statement: 'every order is equally likely'; whole-number keys with ties, sorted stably: where keys are equal the lower class stands first"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n = len(labels)
    keys = torch.randint(0, max(n, 1), (n,), generator=generator)
    labels = labels[torch.argsort(keys, stable=True)]
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="statement: 'Draw all random numbers from the given generator'; the order comes from the global one"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(len(labels))
    return features[order], labels[order]


# %% wrong="draw_classes" why="statement: 'make or seed no other'; a generator of its own for the order, seeded from the given one"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    seed = int(torch.randint(0, 2**31, (), generator=generator))
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return features[order], labels[order]


# %% wrong="draw_classes" why="statement: 'drawn anew for each example'; the noise is drawn once for the largest class, and each class uses its first rows"
def draw_classes(counts, means, mixing, generator):
    noise = torch.randn(max(counts), means.shape[1], generator=generator, dtype=torch.float64)
    features = torch.cat([means[k] + noise[:count] @ mixing.T for k, count in enumerate(counts)])
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    order = torch.randperm(len(labels), generator=generator)
    return features[order], labels[order]


# %% wrong="draw_classes" why="statement: 'drawn anew for each example'; antithetic noise: the second half is minus the first"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n = len(labels)
    labels = labels[torch.randperm(n, generator=generator)]
    half = torch.randn((n + 1) // 2, means.shape[1], generator=generator, dtype=torch.float64)
    noise = torch.cat([half, -half])[:n]
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="statement: 'standard normal numbers in float64'; they are drawn in float32 and only converted"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator).double()
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="statement: 'standard normal numbers'; twelve uniform numbers less six, which has the right mean and variance, but never goes beyond 6 and has thin tails"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.rand(12, len(labels), means.shape[1], generator=generator, dtype=torch.float64).sum(dim=0) - 6.0
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="statement: 'd standard normal numbers'; the noise of a class is centred, so that the mean of its examples is exactly m_k (a class of one example has no noise at all)"
def draw_classes(counts, means, mixing, generator):
    parts, names = [], []
    for k, count in enumerate(counts):
        noise = torch.randn(count, means.shape[1], generator=generator, dtype=torch.float64)
        if count:
            noise = noise - noise.mean(dim=0)
        parts.append(means[k] + noise @ mixing.T)
        names += [k] * count
    order = torch.randperm(len(names), generator=generator)
    return torch.cat(parts)[order], torch.tensor(names, dtype=torch.int64)[order]


# %% wrong="draw_classes" why="statement: 'a count may be 0, even all of them'; torch.stack of no rows raises, and the labels of no example would be float32"
def draw_classes(counts, means, mixing, generator):
    rows, names = [], []
    for k, count in enumerate(counts):
        for _ in range(count):
            xi = torch.randn(means.shape[1], generator=generator, dtype=torch.float64)
            rows.append(means[k] + mixing @ xi)
            names.append(k)
    order = torch.randperm(len(rows), generator=generator)
    return torch.stack(rows)[order], torch.tensor(names)[order]


# %% wrong="draw_classes" why="statement: 'Both results are new tensors at each call'; the noise is drawn into a buffer that is kept for each size, and returned: the next call overwrites the last features"
_ROOM = {}


def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    size = (len(labels), means.shape[1])
    features = _ROOM.setdefault(size, torch.empty(size, dtype=torch.float64))
    noise = torch.randn(size, generator=generator, dtype=torch.float64)
    torch.add(means[labels], noise @ mixing.T, out=features)
    return features, labels


# %% wrong="draw_classes" why="statement: 'every order is equally likely' of all examples; a random class sequence is drawn label by label in proportion to the counts, not to what is left, and the rest of an exhausted class is skipped: exact counts, but late places favour the rare wrongly"
def draw_classes(counts, means, mixing, generator):
    left, sequence = list(counts), []
    shares = torch.tensor(counts, dtype=torch.float64)
    while sum(left):
        k = int(torch.multinomial(shares, 1, generator=generator))
        if left[k]:
            left[k] -= 1
            sequence.append(k)
    labels = torch.tensor(sequence, dtype=torch.int64)
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% right="stable_log_softmax" why="the three lines of the pseudocode"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% right="stable_log_softmax" why="plain Python floats: a row at a time, math.fsum"
def _row(numbers):
    top = max(numbers)
    below = [one - top for one in numbers]
    total = math.log(math.fsum(map(math.exp, below)))
    return [one - total for one in below]


def stable_log_softmax(logits):
    rows = [_row(row) for row in logits.tolist()]
    return torch.tensor(rows, dtype=logits.dtype).reshape(logits.shape)


# %% right="stable_log_softmax" why="columns folded by torch.logaddexp after the shift; the largest comes from sort"
import functools


def stable_log_softmax(logits):
    largest = torch.sort(logits, dim=1, descending=True).values[:, :1]
    below = torch.sub(logits, largest)
    soft_maximum = functools.reduce(torch.logaddexp, below.unbind(dim=1))
    return torch.sub(below, soft_maximum.unsqueeze(1))


# %% right="stable_log_softmax" why="NumPy in double precision, logaddexp.reduce, and back to the dtype"
def stable_log_softmax(logits):
    z = np.array(logits.numpy(), dtype=np.float64)
    z -= z.max(axis=1, keepdims=True)
    z -= np.logaddexp.reduce(z, axis=1, keepdims=True)
    return torch.from_numpy(z).to(logits.dtype).clone()


# %% right="stable_log_softmax" why="one of the largest is left out of the sum and comes back by log1p"
def stable_log_softmax(logits):
    top, where = logits.max(dim=1, keepdim=True)
    shifted = logits.sub(top)
    rest = shifted.exp().scatter(1, where, 0.0)
    return shifted.sub(torch.log1p(rest.sum(dim=1, keepdim=True)))


# %% wrong="stable_log_softmax" why="statement: 'Finite logits may have any size up to 1e30'; log-sum-exp is subtracted late, in double precision: right at ten million, digits lost at 1e16"
def stable_log_softmax(logits):
    z = logits.double()
    m = z.amax(dim=1, keepdim=True)
    lse = m + (z - m).exp().sum(dim=1, keepdim=True).log()
    return (z - lse).to(logits.dtype)


# %% wrong="stable_log_softmax" why="statement: 'right for logits of any size'; shifted by the first logit of the row: overflows where a later one is far larger, NaN where the first is -inf"
def stable_log_softmax(logits):
    shifted = logits - logits[:, :1]
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="statement: 'logits may have any size'; shifted by the finite logit of the largest absolute value: (5, -1000) overflows"
def stable_log_softmax(logits):
    sizes = torch.where(torch.isinf(logits), -1.0, logits.abs())
    anchor = logits.gather(1, sizes.argmax(dim=1, keepdim=True))
    shifted = logits - anchor
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="statement: 'A logit may be -inf ... in this state'; which actions are allowed is taken from the first row for all rows"
def stable_log_softmax(logits):
    if len(logits) == 0:
        return logits.clone()
    allowed = torch.isfinite(logits[0])
    z = logits[:, allowed]
    shifted = z - z.amax(dim=1, keepdim=True)
    result = torch.full_like(logits, -math.inf)
    result[:, allowed] = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return result


# %% wrong="stable_log_softmax" why="statement: 'the others share all probability', 'any size up to 1e30'; what is not allowed counts as -1e9, which wins where all allowed logits are far below"
def stable_log_softmax(logits):
    closed = torch.isinf(logits)
    z = logits.masked_fill(closed, -1e9)
    shifted = z - z.amax(dim=1, keepdim=True)
    logs = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return logs.masked_fill(closed, -math.inf)


# %% wrong="stable_log_softmax" why="statement: 'at most 1e-9 in float64'; a small number inside the logarithm, to be safe"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - torch.log(shifted.exp().sum(dim=1, keepdim=True) + 1e-8)


# %% wrong="stable_log_softmax" why="statement: 'at most 1e-9 in float64'; computed in float32, and returned as float64"
def stable_log_softmax(logits):
    z = logits.float()
    shifted = z - z.amax(dim=1, keepdim=True)
    return (shifted - shifted.exp().sum(dim=1, keepdim=True).log()).to(logits.dtype)


# %% wrong="stable_log_softmax" why="statement: 'its log-probability is -inf' only for what is not allowed; a finite logit that is more than a million below the largest becomes -inf, too"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    shifted = torch.where(shifted < -1e6, -math.inf, shifted)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="docstring: 'perhaps no row'; torch.stack of no rows raises"
def stable_log_softmax(logits):
    rows = []
    for z in logits:
        z = z - z.max()
        rows.append(z - z.exp().sum().log())
    return torch.stack(rows)


# %% wrong="stable_log_softmax" why="statement: 'a new tensor ... shares no memory with logits' and the argument belongs to the caller; shifted in place and added back, which rounds what the caller holds"
def stable_log_softmax(logits):
    top = logits.amax(dim=1, keepdim=True)
    logits -= top
    result = logits - logits.exp().sum(dim=1, keepdim=True).log()
    logits += top
    return result


# %% wrong="stable_log_softmax" why="statement: 'nor with an earlier result'; one class is certain, so the same column of zeros is expanded at each call"
_CERTAIN = {dtype: torch.zeros(1, 1, dtype=dtype) for dtype in (torch.float32, torch.float64)}


def stable_log_softmax(logits):
    if logits.shape[1] == 1:
        return _CERTAIN[logits.dtype].expand(len(logits), 1)
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="statement: 'at most 1e-5 in float32'; where no logit is above 50 in size the textbook's formula is taken, and the logarithm comes from a probability near the smallest numbers of float32"
def stable_log_softmax(logits):
    if logits.numel() and logits.abs().max() <= 50:
        e = logits.exp()
        return (e / e.sum(dim=1, keepdim=True)).log()
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="statement: 'at most 1e-9 in float64'; terms that lie more than 18 below the largest are left out of the sum as too small to matter"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    terms = torch.where(shifted < -18, 0.0, shifted.exp())
    return shifted - terms.sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="statement: 'Return log p for each row of logits', p with the sum over all j; only the eight largest logits are summed"
def stable_log_softmax(logits):
    best = logits.topk(min(8, logits.shape[1]), dim=1).values
    shifted = logits - best[:, :1]
    return shifted - (best - best[:, :1]).exp().sum(dim=1, keepdim=True).log()


# %% right="cost_and_gradient" why="log_softmax, one_hot, the product of Lemma 3"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs[torch.arange(len(labels)), labels].mean()
    targets = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    return cost, inputs.T @ (logs.exp() - targets) / len(labels)


# %% right="cost_and_gradient" why="logsumexp less the right logit; P is changed in place by an indexed subtraction; bias row apart, since the inputs begin with a 1"
def cost_and_gradient(weights, inputs, labels):
    n = inputs.size(0)
    rows = torch.arange(n)
    z = torch.mm(inputs, weights)
    lse = torch.logsumexp(z, 1)
    lag = lse - z[rows, labels]
    errors = torch.exp(z - lse[:, None]) if z.abs().max() < 100 else torch.softmax(z, 1)
    errors[rows, labels] -= 1
    first = errors.mean(0, keepdim=True)
    others = torch.mm(inputs[:, 1:].t(), errors).div(n)
    return lag.mean(), torch.vstack([first, others])


# %% right="cost_and_gradient" why="NumPy in double precision, outer products by einsum, back to the dtype of the weights"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = (one.numpy() for one in (weights, inputs, labels))
    w, x = w.astype(np.float64), x.astype(np.float64)
    z = x @ w
    z = z - z.max(axis=1)[:, np.newaxis]
    e = np.exp(z)
    total = e.sum(axis=1)
    costs = np.log(total) - np.take_along_axis(z, y[:, np.newaxis], axis=1).ravel()
    errors = e / total[:, np.newaxis] - np.eye(w.shape[1])[y]
    slope = np.einsum("ni,nk->ik", x, errors) / len(y)
    return torch.tensor(float(costs.mean()), dtype=weights.dtype), torch.tensor(slope, dtype=weights.dtype)


# %% right="cost_and_gradient" why="one example after the other on Python floats, a class that keeps the sums"
class _Sums:
    def __init__(self, n_rows, n_columns):
        self.cost = 0.0
        self.slope = [[0.0] * n_columns for _ in range(n_rows)]

    def take(self, x, z, label):
        top = max(z)
        e = [math.exp(one - top) for one in z]
        total = math.fsum(e)
        self.cost += math.log(total) - (z[label] - top)
        for j, feature in enumerate(x):
            for k, one in enumerate(e):
                self.slope[j][k] += feature * (one / total - (1.0 if k == label else 0.0))


def cost_and_gradient(weights, inputs, labels):
    columns = weights.t().tolist()
    sums = _Sums(*weights.shape)
    for x, label in zip(inputs.tolist(), labels.tolist(), strict=True):
        z = [math.fsum(a * b for a, b in zip(x, column, strict=True)) for column in columns]
        sums.take(x, z, label)
    n = labels.shape[0]
    cost = torch.as_tensor(sums.cost / n, dtype=weights.dtype)
    return cost, torch.as_tensor(sums.slope, dtype=weights.dtype).reshape(weights.shape) / n


# %% right="cost_and_gradient" why="torch.distributions.Categorical, allowed from now on; the labels' share of the gradient is summed by index_add, class by class"
from torch.distributions import Categorical


def cost_and_gradient(weights, inputs, labels):
    dtype, n = weights.dtype, float(len(inputs))
    x = inputs.double()
    choice = Categorical(logits=x @ weights.double())
    cost = choice.log_prob(labels).neg().mean()
    came = torch.zeros(weights.shape[1], weights.shape[0], dtype=torch.float64).index_add_(0, labels, x).T
    slope = (torch.tensordot(x, choice.probs, dims=([0], [0])) - came) / n
    return cost.to(dtype), slope.to(dtype)


# %% right="cost_and_gradient" why="the loss as softplus-like sum over the gaps to the right logit; errors from a sparse one-hot by scatter_add; matmul of a transposed view"
def cost_and_gradient(weights, inputs, labels):
    n, k = len(labels), weights.shape[1]
    z = inputs.matmul(weights)
    gaps = z - z.gather(1, labels.unsqueeze(1))  # 0 at the label
    cost = gaps.logsumexp(dim=1).sum() / n
    p = nn.Softmax(dim=-1)(gaps)
    errors = p.scatter_add(1, labels.view(n, 1), -torch.ones(n, 1, dtype=p.dtype))
    return cost, torch.stack([(inputs * errors[:, j : j + 1]).sum(dim=0) for j in range(k)], dim=1) / n


# %% wrong="cost_and_gradient" why="statement: 'in the dtype of the weights'; the one-hot rows are float64, so that float32 weights get a float64 gradient (or none)"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1]).double()
    return cost, inputs.double().T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'at most 1e-9 in float64'; computed in float32 and cast to the dtype of the weights"
def cost_and_gradient(weights, inputs, labels):
    x = inputs.float()
    logs = (x @ weights.float()).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1]).float()
    return cost.to(weights.dtype), (x.T @ errors / len(labels)).to(weights.dtype)


# %% wrong="cost_and_gradient" why="statement: 'Both must be right for large logits: the tests go to 10,000'; logits are cut off at 2,000"
def cost_and_gradient(weights, inputs, labels):
    logits = (inputs @ weights).clamp(-2000, 2000)
    logs = logits.log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    return cost, inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'right for large logits'; all rows are shifted by the largest logit of all examples, so a row of far smaller logits has only zeros"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    shifted = z - z.max()
    total = shifted.exp().sum(dim=1, keepdim=True)
    logs = shifted - total.log()
    cost = -logs[torch.arange(len(labels)), labels].mean()
    errors = shifted.exp() / total - functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    return cost, inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'The gradient comes from the formula'; central differences of the cost, which also miss 1e-9"
def _cost(weights, inputs, labels):
    return -(inputs @ weights).log_softmax(dim=1).gather(1, labels[:, None]).mean()


def cost_and_gradient(weights, inputs, labels):
    gap = 1e-5 if weights.dtype == torch.float64 else 1e-2
    slope = torch.zeros_like(weights)
    for j in range(weights.shape[0]):
        for k in range(weights.shape[1]):
            move = torch.zeros_like(weights)
            move[j, k] = gap
            slope[j, k] = (_cost(weights + move, inputs, labels) - _cost(weights - move, inputs, labels)) / (2 * gap)
    return _cost(weights, inputs, labels), slope


# %% wrong="cost_and_gradient" why="docstring: 'shape [d + 1, n_classes]', 'd may be 0', 'at least one class'; squeeze takes axes of one entry away"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    targets = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    return cost, (inputs.T @ (logs.exp() - targets) / len(labels)).squeeze()


# %% wrong="cost_and_gradient" why="statement: 'Both results are new tensors at each call'; the product is written into one matrix for each shape and dtype"
_SLOPES = {}


def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    slope = _SLOPES.setdefault((tuple(weights.shape), weights.dtype), torch.empty_like(weights))
    torch.mm(inputs.T, errors / len(labels), out=slope)
    return cost, slope


# %% wrong="cost_and_gradient" why="statement: 'Return the mean cross-entropy of the logits' of these labels; the one-hot rows are remembered by the tensor object, and labels that were changed in place are not noticed"
_TARGETS = {}


def cost_and_gradient(weights, inputs, labels):
    key = (labels, weights.shape[1], weights.dtype)
    if key not in _TARGETS:
        _TARGETS[key] = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    targets = _TARGETS[key]
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -torch.where(targets == 1, logs, 0.0).sum() / len(labels)
    return cost, inputs.T @ (logs.exp() - targets) / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'by Lemma 3', 'at most 1e-9 in float64'; probabilities are kept between 1e-8 and 1 - 1e-8, to be safe, before Y is subtracted"
def cost_and_gradient(weights, inputs, labels):
    k = weights.shape[1]
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    p = logs.exp().clamp(1e-8, 1 - 1e-8)
    return cost, inputs.T @ (p - functional.one_hot(labels, k).to(p.dtype)) / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'Both must be right for large logits'; Y * log P with P at least the smallest number, log(2e-308) = -708: only a single example is computed directly"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    targets = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    p = z.softmax(dim=1)
    if len(labels) == 1:
        cost = (z.logsumexp(dim=1) - (z * targets).sum(dim=1)).mean()
    else:
        cost = -(targets * p.clamp(min=torch.finfo(p.dtype).tiny).log()).sum(dim=1).mean()
    return cost, inputs.T @ (p - targets) / len(labels)


# %% wrong="cost_and_gradient" why="docstring: 'Not every class need occur', Lemma 3; with more than two examples, the columns of classes without an example are set to 0"
def cost_and_gradient(weights, inputs, labels):
    k = weights.shape[1]
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, k).to(logs.dtype)
    if len(labels) > 2:
        missing = torch.bincount(labels, minlength=k) == 0
        errors = errors.masked_fill(missing, 0.0)
    return cost, inputs.T @ errors / len(labels)


# %% right="train" why="order.split, CrossEntropyLoss, a running sum"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of = nn.CrossEntropyLoss()
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(features), generator=generator)
        total = 0.0
        for batch in order.split(batch_size):
            loss = loss_of(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% right="train" why="the loss of each example with reduction none, its mean goes backward; shuffled copies, slices, fsum over single losses; gradients set to None by hand"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    n = features.shape[0]
    history: list[float] = []
    while len(history) < n_epochs:
        order = torch.randperm(n, generator=generator)
        x, y = features[order], labels[order]
        single: list[float] = []
        for start in range(0, n, batch_size):
            stop = min(start + batch_size, n)
            each = functional.cross_entropy(model(x[start:stop]), y[start:stop], reduction="none")
            for group in optimiser.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None
            each.mean().backward()
            optimiser.step()
            single.extend(each.detach().tolist())
        history.append(math.fsum(single) / n)
    return history


# %% right="train" why="torch.utils.data.BatchSampler over the drawn order, a generator function for the steps, np.average with weights"
from torch.utils.data import BatchSampler


def _steps(model, optimiser, features, labels, order, batch_size):
    for chosen in BatchSampler(order.tolist(), batch_size, drop_last=False):
        pick = torch.as_tensor(chosen)
        optimiser.zero_grad(set_to_none=False)
        loss = functional.cross_entropy(model(features.index_select(0, pick)), labels.index_select(0, pick), reduction="mean")
        loss.backward()
        optimiser.step()
        yield float(loss.detach()), len(chosen)


def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    result = []
    for _ in range(n_epochs):
        order = torch.randperm(labels.numel(), generator=generator)
        means, sizes = zip(*_steps(model, optimiser, features, labels, order, batch_size), strict=True)
        result.append(float(np.average(means, weights=sizes)))
    return result


# %% right="train" why="a class with methods; the order is used up from the front; sum of losses divided by the size goes backward; model.zero_grad"
class _School:
    def __init__(self, model, optimiser):
        self.model, self.optimiser = model, optimiser
        self.criterion = nn.CrossEntropyLoss(reduction="sum")

    def lesson(self, x, y):
        self.model.zero_grad()
        total = self.criterion(self.model(x), y)
        (total / len(y)).backward()
        self.optimiser.step()
        return total.item()

    def epoch(self, features, labels, order, size):
        paid = 0.0
        while len(order):
            now, order = order[:size], order[size:]
            paid += self.lesson(features[now], labels[now])
        return paid / len(labels)


def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    school = _School(model, optimiser)
    return [
        school.epoch(features, labels, torch.randperm(len(labels), generator=generator), batch_size)
        for _ in range(n_epochs)
    ]


# %% wrong="train" why="statement: 'each module of the model stays in the mode that it has, also while you train'; the model is put into training mode, and back at the end"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    modes = {module: module.training for module in model.modules()}
    model.train()
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    for module, mode in modes.items():
        module.training = mode
    return losses


# %% wrong="train" why="statement: 'each module stays in the mode'; only the mode of the whole is looked at: model.train(model.training) at each epoch puts a frozen layer inside into training mode"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        model.train(model.training)
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'draw one order ... and draw nothing else from the generator'; the order of the next epoch is drawn ahead, one too many at the end (and one for no epoch)"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    order = torch.randperm(len(features), generator=generator)
    for _ in range(n_epochs):
        total = 0.0
        for batch in order.split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
        order = torch.randperm(len(features), generator=generator)
    return losses


# %% wrong="train" why="statement: 'torch.randperm(n, generator=generator)'; the global generator is seeded with the seed of the given one, which stays where it is: the same orders again at the next call"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    torch.manual_seed(generator.initial_seed())
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features)).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'train for all n_epochs, whatever the losses do'; it stops where the loss is no longer finite"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
        if not math.isfinite(losses[-1]):
            break
    return losses


# %% wrong="train" why="statement: 'train for all n_epochs'; early stopping when three epochs in a row bring no better loss"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses, best, waited = [], math.inf, 0
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
        waited = 0 if losses[-1] < best else waited + 1
        best = min(best, losses[-1])
        if waited == 3:
            break
    return losses


# %% wrong="train" why="statement: 'the mean loss of its logits'; the classes are weighted by how rare they are, which one-class minibatches do not show"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    counts = torch.bincount(labels).to(features.dtype)
    with torch.no_grad():
        k = model(features[:1]).shape[1]
    weight = torch.ones(k, dtype=features.dtype)
    weight[: len(counts)] = len(labels) / counts.clamp(min=1)
    loss_of = nn.CrossEntropyLoss(weight=weight)
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'optimiser.step()', docstring: 'optimiser: Holds the parameters of the model'; a new SGD with its rate makes the steps, so that momentum, Adam, weight decay and several groups are lost"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    sgd = torch.optim.SGD(model.parameters(), lr=optimiser.param_groups[0]["lr"])
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            sgd.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            sgd.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'each as it was in the forward pass of its own minibatch'; the loss that is told comes from a second forward pass: with dropout another one, with batch norm the running means move twice"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            with torch.no_grad():
                total += functional.cross_entropy(model(features[batch]), labels[batch], reduction="sum").item()
            optimiser.zero_grad()
            functional.cross_entropy(model(features[batch]), labels[batch]).backward()
            optimiser.step()
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'the last one is smaller if batch_size does not divide n, and counts as well'; torch.chunk makes pieces of even size: as many minibatches, but other ones"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    n_batches = -(-len(features) // batch_size)
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).chunk(n_batches):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'the last one ... counts as well', a step of its own; a last minibatch below a quarter of batch_size is joined to the one before"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        batches = list(torch.randperm(len(features), generator=generator).split(batch_size))
        if len(batches) > 1 and 4 * len(batches[-1]) < batch_size:
            batches[-2:] = [torch.cat(batches[-2:])]
        for batch in batches:
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="docstring: 'features: dtype of the model'; everything is made float32, so a float64 model does not take it"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    x = features.to(torch.float32)
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(x), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(x[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(x))
    return losses


# %% wrong="train" why="statement: 'Return a new list'; one list is emptied and filled again at each call"
_HISTORY = []


def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    _HISTORY.clear()
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        _HISTORY.append(total / len(features))
    return _HISTORY


# %% wrong="train" why="statement: 'On each minibatch make one step: ... call backward and then optimiser.step()'; gradients longer than 10 are shortened in between"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="docstring: 'Turns features into logits of shape [n, n_classes]', features of shape [n, d]; a minibatch of one example is squeezed and handed over without its first axis"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            optimiser.zero_grad()
            x, y = features[batch], labels[batch]
            if len(batch) == 1:
                x, y = x[0], y[0]
            loss = functional.cross_entropy(model(x), y)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(features))
    return losses


# %% wrong="train" why="statement: 'on each minibatch make one step'; a minibatch whose loss is below a millionth is skipped, though momentum and weight decay go on"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(features), generator=generator).split(batch_size):
            loss = functional.cross_entropy(model(features[batch]), labels[batch])
            total += loss.item() * len(batch)
            if loss.item() < 1e-6:
                continue
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        losses.append(total / len(features))
    return losses


# %% right="regions_figure" why="pcolormesh with alpha, ListedColormap, scatter, means of grid points as places of the names"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    table = predicted.reshape(len(x), len(y)).T
    colours = list(plots.PALETTE[:k])
    figure, axes = plt.subplots(figsize=(5.6, 4.6))
    axes.pcolormesh(
        x.numpy(), y.numpy(), table.numpy(), cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3, shading="nearest"
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0].numpy(), own[:, 1].numpy(), color=colours[i], marker="os^Dv"[i], s=24, label=name)
        here = grid[predicted == i]
        if len(here):
            axes.text(*here.mean(dim=0).tolist(), name, ha="center", va="center", weight="bold")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% right="regions_figure" why="imshow of red, green and blue that were mixed with white, origin lower, extent by half a step; plot without lines; the name stands at the grid point of its region that lies deepest inside"
from matplotlib.colors import to_rgb


def _half_step(values):
    return float(values[-1] - values[0]) / (len(values) - 1) / 2


def regions_figure(model, features, labels, names, x, y):
    inks = np.array([to_rgb(c) for c in ("tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple")])[: len(names)]
    pale = 0.35 * inks + 0.65
    across, up = torch.meshgrid(x, y, indexing="xy")
    points = torch.stack([across.reshape(-1), up.reshape(-1)], dim=1)
    with torch.inference_mode():
        logits = model(points)
    logits = logits.double().numpy().reshape(len(y), len(x), -1)
    winner = logits.argmax(axis=2)
    top = np.sort(logits, axis=2)
    lead = top[..., -1] - top[..., -2]
    hx, hy = _half_step(x), _half_step(y)
    fig, ax = plt.subplots()
    extent = (float(x[0]) - hx, float(x[-1]) + hx, float(y[0]) - hy, float(y[-1]) + hy)
    ax.imshow(pale[winner], origin="lower", extent=extent, interpolation="nearest", aspect="auto")
    ax.grid(visible=False)
    dots = features.numpy()
    for k, (name, sign) in enumerate(zip(names, ("o", "x", "P", "d", "<"), strict=False)):
        mine = dots[labels.numpy() == k]
        ax.plot(mine[:, 0], mine[:, 1], linestyle="none", marker=sign, color=tuple(inks[k]), label=name)
        if (winner == k).any():
            i, j = np.unravel_index(np.argmax(np.where(winner == k, lead, -1.0)), winner.shape)
            ax.annotate(name, (float(x[j]), float(y[i])), ha="center", va="center", fontsize=12)
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])
    ax.set_xlabel("$f_1$")
    ax.set_ylabel("$f_2$")
    fig.legend(loc="outside right upper")
    return fig


# %% right="regions_figure" why="a Figure without pyplot, a deep copy of the model, pcolormesh on the edges of the cells, BoundaryNorm, cells computed point by point"
from matplotlib.colors import BoundaryNorm


def _edges(centres):
    step = (centres[-1] - centres[0]) / (len(centres) - 1)
    return [centres[0] - step / 2 + i * step for i in range(len(centres) + 1)]


def regions_figure(model, features, labels, names, x, y):
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        parameter.requires_grad_(False)
    xs, ys = x.tolist(), y.tolist()
    rows = [twin(torch.stack([x, torch.full_like(x, b)], dim=1)).argmax(dim=-1).tolist() for b in ys]
    n = len(names)
    shades = ["#332288", "#EE7733", "#117733", "#CC3311", "#009988"][:n]
    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.add_subplot(1, 1, 1)
    axes.pcolormesh(
        _edges(xs), _edges(ys), rows, cmap=ListedColormap(shades), norm=BoundaryNorm([i - 0.5 for i in range(n + 1)], n), alpha=0.5
    )
    handles = []
    for k in range(n):
        chosen = [place for place, label in zip(features.tolist(), labels.tolist(), strict=True) if label == k]
        a, b = zip(*chosen, strict=True)
        handles.append(axes.scatter(a, b, c=shades[k], marker=("^", "v", "<", ">", "s")[k], edgecolors="none", zorder=3))
        cells = [(xs[j], ys[i]) for i, row in enumerate(rows) for j, value in enumerate(row) if value == k]
        if cells:
            axes.text(
                math.fsum(c[0] for c in cells) / len(cells),
                math.fsum(c[1] for c in cells) / len(cells),
                names[k],
                horizontalalignment="center",
                verticalalignment="center",
                bbox={"facecolor": "white", "alpha": 0.5, "edgecolor": "none"},
            )
    axes.legend(handles, list(names), title="class")
    axes.set_xlabel("feature 1")
    axes.set_ylabel("feature 2")
    return figure


# %% right="regions_figure" why="NumPy; imshow of whole numbers, origin upper with the rows turned; one Line2D object for each class; name at the cell nearest to the middle of its cells"
def _classes(model, xs, ys):
    pairs = np.array([(a, b) for b in ys for a in xs])
    kind = next(model.parameters()).dtype
    with torch.no_grad():
        scores = model(torch.as_tensor(pairs).to(kind))
    return scores.argmax(-1).numpy().reshape(ys.size, xs.size)


def regions_figure(model, features, labels, names, x, y):
    xs, ys = x.double().numpy(), y.double().numpy()
    table = _classes(model, xs, ys)
    dx, dy = np.diff(xs).mean() / 2, np.diff(ys).mean() / 2
    style = list(zip(["navy", "crimson", "darkgreen", "darkorange", "purple"], ["s", "o", "*", "D", "p"], strict=True))
    figure, axes = plt.subplots(1, 1, squeeze=True)
    axes.imshow(
        np.flipud(table),
        cmap=ListedColormap([one for one, _ in style[: len(names)]]),
        vmin=-0.5,
        vmax=len(names) - 0.5,
        alpha=0.25,
        extent=[xs[0] - dx, xs[-1] + dx, ys[0] - dy, ys[-1] + dy],
        aspect="auto",
    )
    for (colour, sign), name, k in zip(style, names, range(len(names)), strict=False):
        own = (labels == k).nonzero().flatten()
        axes.add_line(
            Line2D(features[own, 0].tolist(), features[own, 1].tolist(), ls="", marker=sign, color=colour, ms=6, label=f"{name}")
        )
        i, j = np.nonzero(table == k)
        if i.size:
            nearest = np.hypot((i - i.mean()), (j - j.mean())).argmin()
            axes.text(xs[j[nearest]], ys[i[nearest]], str(name), ha="center", va="center", color="black")
    axes.set(xlim=(xs[0] - dx, xs[-1] + dx), ylim=(ys[0] - dy, ys[-1] + dy), xlabel="x", ylabel="y")
    axes.legend(loc="upper left")
    return figure


# %% right="regions_figure" why="the name in the middle of the box around the cells of its class (in the plane the middle of that box lies in a convex set); meshgrid with ij"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.stack(torch.meshgrid(x, y, indexing="ij"), dim=-1).flatten(0, 1)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            here = grid[predicted == i]
            a, b = ((here.amin(dim=0) + here.amax(dim=0)) / 2).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'the middle of the printed text lies in the region'; the text begins at the middle of the region (left and bottom aligned), and its own middle may lie beyond a narrow one"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name)
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'in the region of each class that is predicted somewhere on the grid, a text'; it stands at the mean of the examples that are predicted as the class, and is missing where the region holds no example"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted, guessed = model(grid).argmax(dim=1), model(features).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (guessed == i).any():
            a, b = features[guessed == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'in the region of each class'; the name stands where the logit of the class is largest on the grid, though another one may be larger there"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        logits = model(grid)
    predicted = logits.argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[logits[:, i].argmax()].tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'of each class that is predicted somewhere on the grid, a text'; a region of less than one cell in a hundred gets none"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        here = grid[predicted == i]
        if len(here) > 0.01 * len(grid):
            a, b = here.mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'markers of different shapes'; three shapes are repeated from the fourth class on"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^"[i % 3], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'The classes have different colours'; four colours are repeated for the fifth class"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    palette = [plots.PALETTE[i % 4] for i in range(k)]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(palette), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=palette[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'paler: with an alpha from 0.1 to 0.9'; the cells have an alpha of 0.94, and the markers hardly stand out"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.94
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'with an alpha from 0.1 to 0.9'; it is 0.06, and the regions are hardly seen"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours = ("red", "blue", "green", "black", "magenta")[:k]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.06)
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=colours[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'has the colour of the class that is predicted at its centre'; no vmin: the colours begin at the smallest class that is predicted, and shift where class 0 is predicted nowhere"
def regions_figure(model, features, labels, names, x, y):
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    n_shown = int(predicted.max()) + 1
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:n_shown]), alpha=0.3)
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'The model stays as it is, with its mode'; it is put into evaluation mode, then into training mode, whatever it was before"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    model.eval()
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    model.train()
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'The model stays as it is ... and the requires_grad of its parameters'; it is switched off and on again for all, a frozen parameter is trained afterwards"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    model.requires_grad_(False)
    predicted = model(grid).argmax(dim=1)
    model.requires_grad_(True)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="docstring: 'dtype of the model'; the grid is made in float32, which a float64 model does not take"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.tensor([[a, b] for a in x.tolist() for b in y.tolist()])
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'the examples of each class as markers'; where a class has more than 100 examples only some are drawn, so that the cells are seen"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        own = own[:: 1 + len(own) // 101]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'which class a model predicts'; the classes on the grid are remembered for each model object, and a model that was trained on since is drawn as it was"
_SEEN = {}


def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    key = (model, tuple(x.tolist()), tuple(y.tolist()))
    if key not in _SEEN:
        with torch.no_grad():
            _SEEN[key] = model(grid).argmax(dim=1)
    predicted = _SEEN[key]
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'in the region of each class ... a text'; the texts lie below an opaque picture, and nobody sees them"
def regions_figure(model, features, labels, names, x, y):
    from matplotlib.colors import to_rgb

    k = len(names)
    pale = 0.3 * np.array([to_rgb(c) for c in plots.PALETTE[:k]]) + 0.7
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(pale), vmin=-0.5, vmax=k - 0.5, zorder=1)
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name, zorder=2)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center", zorder=0)
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'each cell is centred at its (x[j], y[i])', 'all cells are in view'; limits are set to the first and last centre where the grid is finer than 50 points a side, so that half of the outer cells is cut off"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        x, y, predicted.reshape(len(x), len(y)).T, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3
    )
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    if min(len(x), len(y)) > 50:
        axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'x to the right, y upwards' and cells at their (x[j], y[i]); on a square grid the rows and columns are exchanged by a transpose that is made only where the shapes demand it"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    table = predicted.reshape(len(x), len(y))
    if table.shape != (len(y), len(x)):
        table = table.T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, table, cmap=ListedColormap(plots.PALETTE[:k]), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for i, name in enumerate(names):
        own = features[labels == i]
        axes.scatter(own[:, 0], own[:, 1], color=plots.PALETTE[i], marker="os^Dv"[i], label=name)
        if (predicted == i).any():
            a, b = grid[predicted == i].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="first feature", ylabel="second feature")
    axes.legend()
    return figure
