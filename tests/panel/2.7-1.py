# %% right="draw_classes" why="as in the hint: repeat_interleave, one block of noise, randperm over rows"
def draw_classes(
    counts: Sequence[int],
    means: torch.Tensor,
    mixing: torch.Tensor,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(n, generator=generator)
    return features[order], labels[order]
# %% right="draw_classes" why="the order of the labels is drawn first, then the noise, einsum for A xi"
def draw_classes(counts, means, mixing, generator):
    everyone = [k for k, c in enumerate(counts) for _ in range(c)]
    order = torch.randperm(len(everyone), generator=generator)
    labels = torch.tensor(everyone, dtype=torch.long)[order]
    xi = torch.empty(len(everyone), means.size(1), dtype=torch.float64)
    xi.normal_(generator=generator)
    features = torch.einsum("ab,nb->na", mixing, xi) + means.index_select(0, labels)
    return features, labels
# %% right="draw_classes" why="a loop over classes with a helper, then cat and one permutation"
def cloud(mean, mixing, how_many, generator):
    xi = torch.randn(len(mean), how_many, dtype=torch.float64, generator=generator)
    return mean + (mixing @ xi).T


def draw_classes(
    counts: Sequence[int],
    means: torch.Tensor,
    mixing: torch.Tensor,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    parts, marks = [], []
    for k, count in enumerate(counts):
        parts.append(cloud(means[k], mixing, count, generator))
        marks.append(torch.full((count,), k))
    x, y = torch.cat(parts), torch.cat(marks)
    shuffled = torch.randperm(x.shape[0], generator=generator)
    return x[shuffled], y[shuffled]
# %% right="draw_classes" why="example by example into empty tensors, order by Fisher and Yates with randint"
def draw_classes(counts, means, mixing, generator):
    sequence = []
    for k in range(len(counts)):
        sequence += [k] * counts[k]
    for i in range(len(sequence) - 1, 0, -1):
        j = int(torch.randint(0, i + 1, (1,), generator=generator))
        sequence[i], sequence[j] = sequence[j], sequence[i]
    n, d = len(sequence), means.shape[1]
    features = torch.empty((n, d), dtype=torch.float64)
    labels = torch.empty(n, dtype=torch.int64)
    for row, k in enumerate(sequence):
        xi = torch.randn(d, generator=generator, dtype=torch.float64)
        features[row] = means[k] + mixing @ xi
        labels[row] = k
    return features, labels
# %% right="draw_classes" why="sorts by random keys in double precision, works in place on a copy with addmm"
def draw_classes(
    counts: Sequence[int],
    means: torch.Tensor,
    mixing: torch.Tensor,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    total = sum(counts)
    keys = torch.rand(total, generator=generator, dtype=torch.float64)
    labels = torch.from_numpy(np.repeat(np.arange(len(counts)), counts).astype(np.int64))
    labels = labels[keys.argsort()].clone()
    noise = torch.normal(0.0, 1.0, (total, means.shape[1]), generator=generator, dtype=torch.float64)
    return torch.addmm(means[labels], noise, mixing.t()), labels
# %% right="draw_classes" why="a small class that keeps the generator, multinomial without replacement as the order"
class Deck:
    def __init__(self, generator):
        self.generator = generator

    def order(self, n):
        if n == 0:
            return torch.zeros(0, dtype=torch.int64)
        return torch.multinomial(torch.ones(n, dtype=torch.float64), n, replacement=False, generator=self.generator)

    def noise(self, n, d):
        return torch.randn((n, d), generator=self.generator, dtype=torch.float64)


def draw_classes(counts, means, mixing, generator):
    deck, n = Deck(generator), sum(counts)
    bounds = torch.tensor(counts).cumsum(0)
    order = deck.order(n)
    labels = torch.searchsorted(bounds, order, right=True)  # place in the sorted deck -> class
    features = means[labels] + (mixing @ deck.noise(n, means.shape[1]).T).T
    return features, labels
# %% wrong="draw_classes" why="'All random numbers come from the given generator': the order comes from the global one"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(len(labels))
    return features[order], labels[order]
# %% wrong="draw_classes" why="'standard normal numbers': uniform numbers with mean 0 and variance 1"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = (torch.rand(n, d, generator=generator, dtype=torch.float64) - 0.5) * math.sqrt(12)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(n, generator=generator)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'every order is equally likely': swaps with j below i (Sattolo), so only full cycles come"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    order = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(torch.randint(i, (1,), generator=generator))
        order[i], order[j] = order[j], order[i]
    labels = labels[torch.tensor(order, dtype=torch.int64)]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels
# %% wrong="draw_classes" why="'every order is equally likely': sorts by whole random keys below n, so ties keep the order of the classes"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    order = torch.randint(0, max(n, 1), (n,), generator=generator).argsort(stable=True)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'every order is equally likely': a random cyclic shift of the sorted examples only"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    classes = torch.randperm(len(counts), generator=generator)
    order = torch.cat([torch.nonzero(labels == k)[:, 0] for k in classes])
    shift = int(torch.randint(0, max(n, 1), (1,), generator=generator))
    order = order.roll(shift)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'d standard normal numbers of its own': the noise is centred, so that the mean of all examples is exact"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    noise = noise - noise.mean(dim=0)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(n, generator=generator)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'of its own': the same noise is used again for each class"
def draw_classes(counts, means, mixing, generator):
    d = means.shape[1]
    noise = torch.randn(max(counts), d, generator=generator, dtype=torch.float64)
    features = torch.cat([means[k] + noise[:c] @ mixing.T for k, c in enumerate(counts)])
    labels = torch.cat([torch.full((c,), k) for k, c in enumerate(counts)])
    order = torch.randperm(len(labels), generator=generator)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'a count may be 0', 'at least 0': stack raises if all counts are 0"
def draw_classes(counts, means, mixing, generator):
    labels = [k for k, c in enumerate(counts) for _ in range(c)]
    rows = [
        means[k] + mixing @ torch.randn(means.shape[1], generator=generator, dtype=torch.float64)
        for k in labels
    ]
    features = torch.stack(rows)
    order = torch.randperm(len(labels), generator=generator)
    return features[order], torch.tensor(labels)[order]
# %% wrong="draw_classes" why="'All random numbers come from the given generator': a twin with its first seed draws, so each call repeats the same data"
def draw_classes(counts, means, mixing, generator):
    twin = torch.Generator().manual_seed(generator.initial_seed())
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=twin, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(n, generator=twin)
    return features[order], labels[order]
# %% wrong="draw_classes" why="'plus the matrix mixing times': the row of noise times the matrix, so the transpose of A is used"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing
    order = torch.randperm(n, generator=generator)
    return features[order], labels[order]
# %% right="stable_log_softmax" why="the three lines of the pseudocode with amax"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()
# %% right="stable_log_softmax" why="plain Python numbers row by row with math, result filled in"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    result = torch.empty_like(logits)
    for i, row in enumerate(logits.tolist()):
        top = max(row)
        s = [z - top for z in row]
        total = math.log(math.fsum(math.exp(one) for one in s))
        for k, one in enumerate(s):
            result[i, k] = one - total
    return result
# %% right="stable_log_softmax" why="numpy, with float64 inside and the dtype of the logits at the end"
def stable_log_softmax(logits):
    z = logits.numpy().astype(np.float64)
    s = z - z.max(axis=1, keepdims=True)
    return torch.from_numpy(s - np.log(np.exp(s).sum(axis=1, keepdims=True))).to(logits.dtype)
# %% right="stable_log_softmax" why="log1p: the largest is taken out of the sum by its index, scatter and einsum"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    m, where = logits.max(dim=1, keepdim=True)
    s = torch.sub(logits, m)
    terms = torch.exp(s).scatter(1, where, 0.0)
    rest = torch.einsum("nk->n", terms)
    return s - torch.log1p(rest)[:, None]
# %% right="stable_log_softmax" why="helpers with names like softmax of its own, row by row, guard for no row"
def shift(row):
    return row - row.max()


def log_of_row(row):
    s = shift(row)
    allowed = s[torch.isfinite(s)]
    return s - torch.log(torch.sum(torch.exp(allowed)))


def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    if logits.shape[0] == 0:
        return torch.empty_like(logits)
    return torch.stack([log_of_row(row) for row in logits.unbind(0)])
# %% right="stable_log_softmax" why="sorted rows, smallest terms first, product with a vector of ones, all in place on its own tensors"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    ordered = logits.sort(dim=1).values
    shifted = logits.clone()
    shifted.sub_(ordered[:, -1:])
    ones = torch.ones(logits.shape[1], 1, dtype=logits.dtype)
    sums = (ordered - ordered[:, -1:]).exp_() @ ones
    return shifted.sub_(sums.log_())
# %% wrong="stable_log_softmax" why="'off by at most 1e-9 in float64': a small number of 1e-8 inside the logarithm"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - (shifted.exp().sum(dim=1, keepdim=True) + 1e-8).log()
# %% wrong="stable_log_softmax" why="'off by at most 1e-9 in float64': computes in float32 and casts back"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    top = logits.amax(dim=1, keepdim=True)
    s = (logits - top).float()
    return (s - s.exp().sum(dim=1, keepdim=True).log()).to(logits.dtype)
# %% wrong="stable_log_softmax" why="'Finite logits may have any size up to 1e30': shifted logits are cut off at -1e6"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    s = logits - logits.amax(dim=1, keepdim=True)
    s = torch.where(torch.isinf(s), s, s.clamp(min=-1e6))
    return s - s.exp().sum(dim=1, keepdim=True).log()
# %% wrong="stable_log_softmax" why="'Finite logits may have any size', 'the others share all probability': -inf is replaced by -1e9, which may be the largest of a row"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    ruled_out = torch.isinf(logits)
    z = logits.masked_fill(ruled_out, -1e9)
    s = z - z.amax(dim=1, keepdim=True)
    logs = s - s.exp().sum(dim=1, keepdim=True).log()
    return logs.masked_fill(ruled_out, -math.inf)
# %% wrong="stable_log_softmax" why="'perhaps no row': stack of no rows raises"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    rows = []
    for row in logits:
        s = row - row.max()
        rows.append(s - s.exp().sum().log())
    return torch.stack(rows)
# %% wrong="stable_log_softmax" why="'The result is a new tensor': logits without rows are handed back themselves"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    if logits.numel() == 0:
        return logits
    s = logits - logits.amax(dim=1, keepdim=True)
    return s - s.exp().sum(dim=1, keepdim=True).log()
# %% wrong="stable_log_softmax" why="'The result is a new tensor': logits that are log-probabilities already come back themselves"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    m = logits.amax(dim=1, keepdim=True)
    s = logits - m
    lse = m + s.exp().sum(dim=1, keepdim=True).log()
    if (lse == 0).all():  # nothing to do
        return logits
    return s - s.exp().sum(dim=1, keepdim=True).log()
# %% wrong="stable_log_softmax" why="'off by at most 1e-9 in float64': terms below e^-15 are left out of the sum"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    s = logits - logits.amax(dim=1, keepdim=True)
    terms = torch.where(s > -15, s.exp(), torch.zeros_like(s))
    return s - terms.sum(dim=1, keepdim=True).log()
# %% wrong="stable_log_softmax" why="'Finite logits may have any size up to 1e30': the search for the largest begins at -1e6, so rows far below it vanish"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    top = torch.full((logits.shape[0],), -1e6, dtype=logits.dtype)
    for k in range(logits.shape[1]):
        top = torch.maximum(top, logits[:, k])
    s = logits - top[:, None]
    return s - s.exp().sum(dim=1, keepdim=True).log()
# %% wrong="stable_log_softmax" why="'A result may be off by at most ...' for large logits: log-sum-exp is computed first and then subtracted, in float64, which loses digits for logits of 1e12"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    z = logits.double()
    m = z.amax(dim=1, keepdim=True)
    lse = m + (z - m).exp().sum(dim=1, keepdim=True).log()
    return (z - lse).to(logits.dtype)
# %% right="cost_and_gradient" why="log_softmax, gather and one_hot, one product"
def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return cost, inputs.T @ errors / len(labels)
# %% right="cost_and_gradient" why="a loop over the examples with outer products"
def cost_and_gradient(weights, inputs, labels):
    total = torch.zeros((), dtype=weights.dtype)
    slope = torch.zeros_like(weights)
    n = inputs.shape[0]
    for x, y in zip(inputs, labels.tolist()):
        z = x @ weights
        logp = torch.log_softmax(z, dim=0)
        total = total - logp[y]
        e = logp.exp()
        e[y] -= 1
        slope = slope + torch.outer(x, e)
    return total / n, slope / n
# %% right="cost_and_gradient" why="own shift and log-sum-exp, errors by index, einsum"
def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    z = torch.einsum("nd,dk->nk", inputs, weights)
    z = z - z.max(dim=1, keepdim=True).values
    e = z.exp()
    lse = e.sum(dim=1).log()
    rows = torch.arange(z.shape[0])
    cost = (lse - z[rows, labels]).mean()
    p = e / e.sum(dim=1, keepdim=True)
    p[rows, labels] -= 1
    return cost, torch.einsum("nd,nk->dk", inputs, p).div(z.shape[0])
# %% right="cost_and_gradient" why="numpy with the dtype of the weights, eye for the one-hot rows"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = weights.numpy(), inputs.numpy(), labels.numpy()
    z = x @ w
    s = z - z.max(axis=1, keepdims=True)
    logs = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    one_hot = np.eye(w.shape[1], dtype=w.dtype)[y]
    cost = -(one_hot * logs).sum() / len(y)
    gradient = x.T @ (np.exp(logs) - one_hot) / len(y)
    return torch.tensor(cost, dtype=weights.dtype), torch.tensor(gradient, dtype=weights.dtype)
# %% right="cost_and_gradient" why="nn.Softmax and nn.LogSoftmax as modules, a small class, scatter for one-hot"
class Regression:
    def __init__(self, weights, inputs, labels):
        self.inputs, self.labels, self.n = inputs, labels, labels.numel()
        self.logits = inputs.mm(weights)

    def cost(self):
        logs = nn.LogSoftmax(dim=1)(self.logits)
        return logs.take_along_dim(self.labels.unsqueeze(1), dim=1).neg().sum() / self.n

    def gradient(self):
        p = nn.Softmax(dim=1)(self.logits)
        y = torch.zeros_like(p).scatter_(1, self.labels.unsqueeze(1), 1.0)
        return self.inputs.t().mm(p - y).div_(self.n)


def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    problem = Regression(weights, inputs, labels)
    return problem.cost(), problem.gradient()
# %% right="cost_and_gradient" why="column after column: the gradient of each class on its own; logsumexp for the cost"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = torch.mean(torch.logsumexp(z, dim=1) - z[torch.arange(len(z)), labels])
    p = functional.softmax(z, dim=1)
    columns = []
    for k in range(weights.shape[1]):
        error = p[:, k] - (labels == k).to(weights.dtype)
        columns.append((inputs * error[:, None]).mean(dim=0))
    return cost, torch.stack(columns, dim=1)
# %% wrong="cost_and_gradient" why="'right for logits of any size: the tests go to 10,000': log-probabilities are cut off at -1000"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1).clamp(min=-1000.0)
    n = len(labels)
    cost = -logs[torch.arange(n), labels].mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return cost, inputs.T @ errors / n
# %% wrong="cost_and_gradient" why="'in the dtype of the weights': the cost is float64 for float32 weights"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).double().log_softmax(dim=1)
    n = len(labels)
    cost = -logs[torch.arange(n), labels].mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return cost, inputs.T @ errors.to(weights.dtype) / n
# %% wrong="cost_and_gradient" why="'in the dtype of the weights': a gradient that is always float64"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    n = len(labels)
    cost = -logs[torch.arange(n), labels].mean()
    errors = logs.exp().double() - functional.one_hot(labels, weights.shape[1]).double()
    return cost, inputs.double().T @ errors / n
# %% wrong="cost_and_gradient" why="'the gradient, shape [d, n_classes]': squeeze takes an axis away for one class or d = 1"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    n = len(labels)
    cost = -logs[torch.arange(n), labels].mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return cost, (inputs.T @ errors / n).squeeze()
# %% wrong="cost_and_gradient" why="'The gradient comes from the formula': central differences of the cost"
def cost_and_gradient(weights, inputs, labels):
    rows = torch.arange(len(labels))

    def cost_at(w):
        return -(inputs @ w).log_softmax(dim=1)[rows, labels].mean()

    gradient = torch.zeros_like(weights)
    for j in range(weights.shape[0]):
        for k in range(weights.shape[1]):
            move = torch.zeros_like(weights)
            move[j, k] = 1e-5
            gradient[j, k] = (cost_at(weights + move) - cost_at(weights - move)) / 2e-5
    return cost_at(weights), gradient
# %% wrong="cost_and_gradient" why="'Not every class need occur': one_hot guesses the number of classes from the labels, and classes above the largest label get no column of their own"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    n = len(labels)
    cost = -logs[torch.arange(n), labels].mean()
    y = functional.one_hot(labels)
    errors = logs.exp()[:, : y.shape[1]] - y
    gradient = torch.zeros_like(weights)
    gradient[:, : y.shape[1]] = inputs.T @ errors / n
    return cost, gradient
# %% wrong="cost_and_gradient" why="'Both results are new tensors': the gradient lies in a buffer that the next call writes over"
BUFFERS = {}


def cost_and_gradient(weights, inputs, labels):
    key = (tuple(weights.shape), weights.dtype)
    if key not in BUFFERS:
        BUFFERS[key] = torch.empty_like(weights)
    logs = (inputs @ weights).log_softmax(dim=1)
    n = len(labels)
    errors = (logs.exp() - functional.one_hot(labels, weights.shape[1])) / n
    torch.mm(inputs.T, errors, out=BUFFERS[key])
    return -logs[torch.arange(n), labels].mean(), BUFFERS[key]
# %% wrong="cost_and_gradient" why="'Both must be right for logits of any size': logits are cut off at 1000 either way before the softmax"
def cost_and_gradient(weights, inputs, labels):
    logits = (inputs @ weights).clamp(-1000, 1000)
    logs = functional.log_softmax(logits, dim=1)
    n = len(labels)
    cost = -logs.gather(1, labels[:, None]).mean()
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return cost, inputs.T @ errors / n
# %% wrong="cost_and_gradient" why="'the mean cross-entropy': examples are weighted so that each class that occurs counts the same when more than three examples are there"
def cost_and_gradient(weights, inputs, labels):
    n, k = len(labels), weights.shape[1]
    share = torch.full((n,), 1 / n, dtype=weights.dtype)
    if n > 3:
        counts = torch.bincount(labels, minlength=k)
        share = 1 / (counts[labels] * (counts > 0).sum()).to(weights.dtype)
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -(share * logs[torch.arange(n), labels]).sum()
    errors = logs.exp() - functional.one_hot(labels, k)
    return cost, inputs.T @ (share[:, None] * errors)
# %% right="train" why="as in the hint: split, item times len"
def train(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    loss_of = nn.CrossEntropyLoss()
    n, means = len(features), []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            loss = loss_of(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    return means
# %% right="train" why="range with a step, slices of shuffled copies, model.zero_grad (the optimiser holds its parameters)"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    criterion = nn.CrossEntropyLoss(reduction="mean")
    history = []
    for epoch in range(n_epochs):
        perm = torch.randperm(features.shape[0], generator=generator)
        xs, ys = features[perm], labels[perm]
        running = 0.0
        for start in range(0, xs.shape[0], batch_size):
            x, y = xs[start : start + batch_size], ys[start : start + batch_size]
            model.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimiser.step()
            running += float(loss) * x.shape[0]
        history.append(running / xs.shape[0])
    return history
# %% right="train" why="losses of the single examples with reduction none, kept detached, mean at the end of the epoch"
def train(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    each = nn.CrossEntropyLoss(reduction="none")

    def one_epoch():
        seen = []
        order = torch.randperm(len(labels), generator=generator)
        for batch in torch.split(order, batch_size):
            losses = each(model(features[batch]), labels[batch])
            optimiser.zero_grad(set_to_none=False)
            losses.mean().backward()
            optimiser.step()
            seen.append(losses.detach())
        return torch.cat(seen).mean().item()

    return [one_epoch() for _ in range(n_epochs)]
# %% right="train" why="a DataLoader without shuffling over the permuted data, functional.cross_entropy"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    from torch.utils.data import DataLoader, TensorDataset

    found = []
    for _ in range(n_epochs):
        order = torch.randperm(len(features), generator=generator)
        loader = DataLoader(TensorDataset(features[order], labels[order]), batch_size=batch_size)
        weights, values = [], []
        for x, y in loader:
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(x), y)
            loss.backward()
            optimiser.step()
            weights.append(len(y))
            values.append(loss.item())
        found.append(float(np.average(values, weights=weights)))
    return found
# %% right="train" why="a trainer class, all orders drawn beforehand (the same draws), while loop, the loss as a tensor total"
class Trainer:
    def __init__(self, model, optimiser):
        self.model, self.optimiser, self.loss = model, optimiser, nn.CrossEntropyLoss()

    def step(self, x, y):
        self.optimiser.zero_grad()
        value = self.loss(self.model(x), y)
        value.backward()
        self.optimiser.step()
        return value.detach()


def train(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    trainer, n = Trainer(model, optimiser), labels.shape[0]
    orders = [torch.randperm(n, generator=generator) for _ in range(n_epochs)]
    result = []
    for order in orders:
        begin, total = 0, torch.zeros((), dtype=torch.float64)
        while begin < n:
            chosen = order[begin : begin + batch_size]
            total += trainer.step(features[chosen], labels[chosen]).double() * chosen.numel()
            begin += batch_size
        result.append((total / n).item())
    return result
# %% wrong="train" why="'the model stays in the mode': model.train() at the start, as in every tutorial"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    model.train()
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    return means
# %% wrong="train" why="'the model stays in the mode in which it is handed over': trains in training mode and puts the old mode back at the end, so dropout is active for a model in evaluation mode"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    modes = [(module, module.training) for module in model.modules()]
    model.train()
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    for module, mode in modes:
        module.training = mode
    return means
# %% wrong="train" why="'minibatches of batch_size examples; the last one is smaller': chunk makes pieces of about equal size (9 examples by 4: 3, 3, 3)"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).chunk(math.ceil(n / batch_size)):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    return means
# %% wrong="train" why="'draw nothing else from the generator': the next order is drawn at the end of each epoch, one too many"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    order = torch.randperm(n, generator=generator)
    for _ in range(n_epochs):
        total = 0.0
        for batch in order.split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
        order = torch.randperm(n, generator=generator)
    return means
# %% wrong="train" why="'in each epoch draw one order': draws none where one minibatch holds all examples"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    for _ in range(n_epochs):
        if batch_size >= n:
            batches = [torch.arange(n)]
        else:
            batches = torch.randperm(n, generator=generator).split(batch_size)
        total = 0.0
        for batch in batches:
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    return means
# %% wrong="train" why="'the last one is smaller': filled up with the first examples of the order"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    for _ in range(n_epochs):
        total = 0.0
        order = torch.randperm(n, generator=generator)
        for start in range(0, n, batch_size):
            places = torch.arange(start, start + batch_size)
            batch = order[places % n]
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * int((places < n).sum())
        means.append(total / n)
    return means
# %% wrong="train" why="'one step: the mean loss, old gradients cleared, backward, optimiser.step()': gradients are clipped to the norm 10 before the step"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
    return means
# %% wrong="train" why="'a list with one plain number for each epoch': stops early when the loss has not improved for three epochs"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n, patience = nn.CrossEntropyLoss(), [], len(features), 3
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        means.append(total / n)
        if len(means) > patience and min(means[-patience:]) >= min(means[:-patience]):
            break
    return means
# %% wrong="train" why="'draw nothing else from the generator': DataLoader with shuffle and this generator draws a seed of its own in each epoch"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    data = torch.utils.data.TensorDataset(features, labels)
    loader = torch.utils.data.DataLoader(data, batch_size=batch_size, shuffle=True, generator=generator)
    loss_of, means = nn.CrossEntropyLoss(), []
    for _ in range(n_epochs):
        total = 0.0
        for x, y in loader:
            optimiser.zero_grad()
            loss = loss_of(model(x), y)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(y)
        means.append(total / len(data))
    return means
# %% wrong="train" why="'A minibatch of 2 counts half as much as one of 4': plain mean of the minibatch losses"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of, means, n = nn.CrossEntropyLoss(), [], len(features)
    for _ in range(n_epochs):
        losses = []
        for batch in torch.randperm(n, generator=generator).split(batch_size):
            optimiser.zero_grad()
            loss = loss_of(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    return means
# %% right="regions_figure" why="as in the hint: cartesian_prod, ListedColormap, pcolormesh with alpha, scatter, text at the mean"
def regions_figure(
    model: nn.Module,
    features: torch.Tensor,
    labels: torch.Tensor,
    names: Sequence[str],
    x: torch.Tensor,
    y: torch.Tensor,
) -> Figure:
    k = len(names)
    colours, markers = plots.PALETTE[:k], "os^Dv"
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    figure, axes = plt.subplots()
    axes.pcolormesh(
        *(x.numpy(), y.numpy(), predicted.reshape(len(x), len(y)).T.numpy()),
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=k - 0.5,
        alpha=0.3,
        shading="nearest",
    )
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% right="regions_figure" why="imshow of red, green and blue mixed with white, plot without lines, annotate in a white box, legend outside"
def regions_figure(model, features, labels, names, x, y):
    import matplotlib

    palette = np.array([matplotlib.colors.to_rgb(c) for c in ("tab:blue", "tab:red", "tab:green", "tab:purple", "tab:brown")])
    X, Y = torch.meshgrid(x, y, indexing="xy")
    points = torch.stack([X.flatten(), Y.flatten()], dim=1)
    with torch.inference_mode():
        classes = model(points).argmax(1).view(len(y), len(x)).numpy()
    hx, hy = float(x[1] - x[0]) / 2, float(y[1] - y[0]) / 2
    fig = plt.figure(figsize=(6, 5))
    ax = fig.add_subplot()
    ax.imshow(
        0.35 * palette[classes] + 0.65,
        origin="lower",
        extent=(float(x[0]) - hx, float(x[-1]) + hx, float(y[0]) - hy, float(y[-1]) + hy),
        aspect="auto",
        interpolation="nearest",
    )
    f, t = features.numpy(), labels.numpy()
    for c in range(len(names)):
        ax.plot(f[t == c, 0], f[t == c, 1], linestyle="none", marker="oXs^P"[c], markersize=6, color=palette[c], label=names[c])
    for c in np.unique(classes):
        rows, columns = np.nonzero(classes == c)
        middle = (float(x.numpy()[columns].mean()), float(y.numpy()[rows].mean()))
        ax.annotate(names[c], middle, ha="center", va="center", fontweight="bold", bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none"})
    ax.grid(False)
    ax.set_xlabel("first feature")
    ax.set_ylabel("second feature")
    fig.legend(loc="outside right upper")
    return fig
# %% right="regions_figure" why="pyplot throughout, pcolormesh with edges of the cells, paler colours in the map itself, text at the grid point with the largest lead"
def regions_figure(
    model: nn.Module,
    features: torch.Tensor,
    labels: torch.Tensor,
    names: Sequence[str],
    x: torch.Tensor,
    y: torch.Tensor,
) -> Figure:
    strong = [(0.0, 0.45, 0.70), (0.84, 0.37, 0.0), (0.0, 0.62, 0.45), (0.8, 0.47, 0.65), (0.2, 0.2, 0.2)]
    pale = [tuple(1 - 0.4 * (1 - part) for part in colour) for colour in strong]
    n_classes = len(names)

    def edges(v):
        step = (v[1] - v[0]).item()
        return np.linspace(v[0].item() - step / 2, v[-1].item() + step / 2, len(v) + 1)

    values = np.zeros((len(y), len(x)), dtype=int)
    lead = np.zeros((len(y), len(x)))
    for i in range(len(y)):
        row = torch.stack([x, y[i].expand(len(x))], dim=1)
        z = model(row).detach()
        best = z.topk(2, dim=1).values
        values[i] = z.argmax(dim=1).numpy()
        lead[i] = (best[:, 0] - best[:, 1]).numpy()
    fig = plt.figure()
    plt.pcolormesh(edges(x), edges(y), values, cmap=ListedColormap(pale[:n_classes]), vmin=0, vmax=n_classes - 1)
    for k in range(n_classes):
        mine = features[labels == k].tolist()
        plt.scatter([p[0] for p in mine], [p[1] for p in mine], s=30, marker=["o", "s", "^", "v", "D"][k], color=[strong[k]], label=names[k], zorder=3)
        if k in values:
            i, j = np.unravel_index(np.where(values == k, lead, -1.0).argmax(), lead.shape)
            plt.text(x[j].item(), y[i].item(), names[k], horizontalalignment="center", verticalalignment="center", zorder=4)
    plt.xlabel("x1")
    plt.ylabel("x2")
    plt.legend(title="class")
    return fig
# %% right="regions_figure" why="a class that draws, Figure by subplots with constrained layout, RGBA cells, legend from handles made by hand, dark rims at the markers"
class Picture:
    COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
    SHAPES = ("o", "^", "s", "P", "*")

    def __init__(self, model, names, x, y):
        self.names, self.x, self.y = names, x, y
        with torch.no_grad():
            yy, xx = torch.meshgrid(y, x, indexing="ij")
            self.classes = model(torch.column_stack([xx.ravel(), yy.ravel()])).max(dim=1).indices.reshape(len(y), len(x))
        self.figure, self.axes = plt.subplots(figsize=(5.5, 4.5), layout="constrained")

    def cells(self):
        self.axes.pcolormesh(
            self.x.tolist(), self.y.tolist(), self.classes.tolist(),
            cmap=ListedColormap(list(self.COLOURS[: len(self.names)])), vmin=-0.5, vmax=len(self.names) - 0.5, alpha=0.25, shading="auto", rasterized=True,
        )

    def examples(self, features, labels):
        handles = []
        for k, name in enumerate(self.names):
            place = features[labels == k].T
            handles.append(self.axes.scatter(place[0], place[1], c=self.COLOURS[k], marker=self.SHAPES[k], edgecolors="none", zorder=5))
        self.axes.legend(handles, list(self.names), loc="upper right")

    def texts(self):
        for k, name in enumerate(self.names):
            inside = (self.classes == k).nonzero().double()
            if len(inside) == 0:
                continue
            row, column = inside.mean(dim=0).tolist()
            a = self.x[0].item() + column * (self.x[1] - self.x[0]).item()
            b = self.y[0].item() + row * (self.y[1] - self.y[0]).item()
            self.axes.text(a, b, name, ha="center", va="center", fontsize=12, color="black")


def regions_figure(model, features, labels, names, x, y):
    picture = Picture(model, names, x, y)
    picture.cells()
    picture.examples(features, labels)
    picture.texts()
    picture.axes.set(xlabel="offset", ylabel="drift", title="Regions")
    return picture.figure
# %% right="regions_figure" why="imshow with origin upper and flipped rows, BoundaryNorm and alpha, plot with format strings"
def regions_figure(model, features, labels, names, x, y):
    from matplotlib.colors import BoundaryNorm

    k = len(names)
    colours = [f"C{i}" for i in (0, 1, 2, 3, 5)][:k]
    grid = torch.cartesian_prod(y.flip(0), x)[:, [1, 0]]  # highest row first
    predicted = model(grid).argmax(dim=-1).reshape(y.numel(), x.numel())
    dx, dy = (x[-1] - x[0]).item() / (len(x) - 1), (y[-1] - y[0]).item() / (len(y) - 1)
    box = [x.min().item() - dx / 2, x.max().item() + dx / 2, y.min().item() - dy / 2, y.max().item() + dy / 2]
    fig, ax = plt.subplots()
    ax.imshow(predicted.numpy(), cmap=ListedColormap(colours), norm=BoundaryNorm(np.arange(k + 1) - 0.5, k), extent=box, alpha=0.4, aspect="auto", interpolation="none")
    for name, colour, shape, c in zip(names, colours, "osv^D", range(k)):
        ax.plot(features[labels == c, 0].numpy(), features[labels == c, 1].numpy(), shape, color=colour, label=name)
    for c in predicted.unique().tolist():
        a, b = grid[predicted.flatten() == c].mean(dim=0)
        ax.text(float(a), float(b), names[c], ha="center", va="center", weight="bold")
    ax.set_xlim(box[0], box[1])
    ax.set_ylim(box[2], box[3])
    ax.set_xlabel("feature 1")
    ax.set_ylabel("feature 2")
    ax.legend(loc="best")
    return fig
# %% wrong="regions_figure" why="'each cell is centred at its (x[j], y[i])': imshow with the extent from the first to the last grid point, without half a cell on each side"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.imshow(
        picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3, origin="lower", aspect="auto",
        extent=(x[0].item(), x[-1].item(), y[0].item(), y[-1].item()),
    )
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'y upwards': imshow draws the first row on top, and the axis counts downwards"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    dx, dy = (x[1] - x[0]).item() / 2, (y[1] - y[0]).item() / 2
    axes.imshow(
        picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3, origin="upper", aspect="auto",
        extent=(x[0].item() - dx, x[-1].item() + dx, y[-1].item() + dy, y[0].item() - dy),
    )
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'has the colour of the class that is predicted at its centre': the colours are spread from the smallest to the largest class that is predicted, wrong if the first or the last one is missing"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'all cells are in view': the limits of the axes cut the outer half of the first and last cells off"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'in the region of each class': the text stands at the mean of the examples of the class, which may lie elsewhere"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = own.mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'its middle lies in the region': the text begins at the mean, so the middle of a long name falls out of a narrow region"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'each class that is predicted somewhere on the grid': a text only where an example is predicted to be of the class"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
        of_examples = model(features).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (of_examples == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'markers of different shapes', for two to five classes: only four shapes, the fifth class has the circles of the first again"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D"] * 2
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'The classes have different colours': only four colours, the fifth class has the colour of the first again"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = [plots.PALETTE[c % 4] for c in range(k)], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'The model and its parameters stay as they are': the model is left in evaluation mode"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    model.eval()
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'The model and its parameters stay as they are': the parameters need no gradient any more, in place of no_grad"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    model.requires_grad_(False)
    predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'names[k] for the label k', 'the examples of each class': examples are marked by the class that the model predicts where they are more than ten"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[(model(features).argmax(dim=1) if len(labels) > 10 else labels) == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'a new one at each call': draws into the same figure again, after clearing it"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots(num="regions", clear=True)
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'the class that is predicted' (the largest logit): a class needs a probability above one half, and class 0 takes the rest"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = (model(grid).softmax(dim=1) > 0.5).double().argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'dtype of the model': the grid is always float32, so a float64 model raises"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x.float(), y.float())
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'one picture of coloured cells': a picture for each class, masked elsewhere"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    for c in range(k):
        own = np.ma.masked_where(picture.numpy() != c, picture.numpy())
        axes.pcolormesh(x, y, own, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name)
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'the name of the class in a legend: names[k] for the label k': the legend names follow the order in which labels first occur, if there are many examples"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    colours, markers = plots.PALETTE[:k], ["o", "s", "^", "D", "v"]
    grid = torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    picture = predicted.reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.pcolormesh(x, y, picture, cmap=ListedColormap(colours), vmin=-0.5, vmax=k - 0.5, alpha=0.3)
    for c, name in enumerate(names):
        own = features[labels == c]
        axes.scatter(own[:, 0], own[:, 1], color=colours[c], marker=markers[c], label=name if len(labels) < 10 else names[list(dict.fromkeys(labels.tolist()))[c]])
        if (predicted == c).any():
            a, b = grid[predicted == c].mean(dim=0).tolist()
            axes.text(a, b, name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
