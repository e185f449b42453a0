# %% right="draw_classes" why="the hint: rand below prior, rows picked by a tensor of whole numbers"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% right="draw_classes" why="plain loops over examples and features, one draw at a time"
def draw_classes(n, prior, means, spread, generator):
    d = means.shape[1]
    features = torch.zeros(n, d, dtype=torch.float64)
    labels = torch.zeros(n, dtype=torch.float64)
    for i in range(n):
        k = 1 if torch.rand(1, generator=generator, dtype=torch.float64).item() < prior else 0
        labels[i] = k
        for j in range(d):
            z = torch.randn(1, generator=generator, dtype=torch.float64).item()
            features[i, j] = means[k, j] + spread * z
    return features, labels
# %% right="draw_classes" why="bernoulli for the labels, torch.where with broadcasting, noise drawn first"
def draw_classes(
    n: int,
    prior: float,
    means: torch.Tensor,
    spread: float,
    generator: torch.Generator,
) -> tuple[torch.Tensor, torch.Tensor]:
    noise = torch.empty((n, means.size(1)), dtype=torch.float64).normal_(generator=generator)
    chance = torch.full((n,), prior, dtype=torch.float64)
    labels = torch.bernoulli(chance, generator=generator)
    centres = torch.where(labels[:, None] == 1, means[1], means[0])
    return centres.add(noise.mul(spread)), labels
# %% right="draw_classes" why="interpolates between the means by products with one-hot labels, in-place generator methods"
def draw_classes(n, prior, means, spread, generator):
    u = torch.empty(n, dtype=torch.float64).uniform_(generator=generator)
    labels = (u < prior).to(torch.float64)
    one_hot = torch.stack([1 - labels, labels], dim=1)
    features = torch.einsum("nk,kd->nd", one_hot, means)
    features += spread * torch.randn(features.shape, generator=generator, dtype=torch.float64)
    return features, labels
# %% right="draw_classes" why="label 1 where the uniform number is at least 1 - prior, index_select, a helper"
def _pick_labels(n, prior, generator):
    u = torch.rand((n,), dtype=torch.float64, generator=generator)
    out = torch.zeros(n, dtype=torch.float64)
    out[u >= 1 - prior] = 1.0
    return out


def draw_classes(n, prior, means, spread, generator):
    labels = _pick_labels(n, prior, generator)
    centre = means.index_select(0, labels.to(torch.int64))
    z = torch.randn(n, means.shape[-1], dtype=torch.float64, generator=generator)
    return torch.addcmul(centre, z, torch.tensor(spread, dtype=torch.float64)), labels
# %% right="draw_classes" why="class by class: fills the rows of each class through a mask"
def draw_classes(n, prior, means, spread, generator):
    is_one = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    features = torch.empty(n, means.shape[1], dtype=torch.float64)
    for mask, mean in ((~is_one, means[0]), (is_one, means[1])):
        count = int(mask.sum())
        features[mask] = mean + spread * torch.randn(count, means.shape[1], generator=generator, dtype=torch.float64)
    return features, is_one.double()
# %% wrong="draw_classes" why="'a standard normal number of its own': one number is shared by all features of an example"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, 1, generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'All random numbers come from the given generator': the noise comes from the global one"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    centres = means[labels.long()]
    return centres + spread * torch.randn_like(centres), labels
# %% wrong="draw_classes" why="'do not seed it': seeds the generator, so that each call draws the same"
def draw_classes(n, prior, means, spread, generator):
    generator.manual_seed(0)
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'For each example by itself ... with the probability prior': exactly round(n * prior) ones, shuffled"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.zeros(n, dtype=torch.float64)
    labels[torch.randperm(n, generator=generator)[: round(n * prior)]] = 1.0
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'and make no other': a second generator, seeded by a number of the given one, draws the noise"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    own = torch.Generator().manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
    noise = torch.randn(n, means.shape[1], generator=own, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'n: Number of examples, at least 0': stack of an empty list raises for n = 0"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    rows = []
    for label in labels:
        z = torch.randn(means.shape[1], generator=generator, dtype=torch.float64)
        rows.append(means[int(label)] + spread * z)
    return torch.stack(rows), labels
# %% wrong="draw_classes" why="'a standard normal number of its own': the i-th example of class 0 and the i-th of class 1 share their noise"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    features = torch.empty(n, means.shape[1], dtype=torch.float64)
    for k in (0, 1):
        own = labels == k
        features[own] = means[k] + spread * noise[: int(own.sum())]
    return features, labels
# %% wrong="draw_classes" why="'For each example by itself': the labels are sorted, all zeros first, so the place tells the label"
def draw_classes(n, prior, means, spread, generator):
    n_ones = int((torch.rand(n, generator=generator, dtype=torch.float64) < prior).sum())
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    zeros = torch.zeros(n - n_ones, dtype=torch.float64)
    labels = torch.cat([zeros, torch.ones(n_ones, dtype=torch.float64)])
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'means: shape [2, d]': two features always, so d = 3 raises and d = 1 broadcasts to two columns"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, 2, generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'1 with the probability prior': whole percents only, a prior of 0.005 becomes 0.01"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.randint(0, 100, (n,), generator=generator) < 100 * prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% wrong="draw_classes" why="'plus spread times a standard normal number': the numbers are cut off at -2.5 and 2.5"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise.clamp(-2.5, 2.5), labels
# %% wrong="draw_classes" why="'make no other', 'from where it stands': draws from a copy, so the given generator never moves on"
def draw_classes(n, prior, means, spread, generator):
    rng = torch.Generator()
    rng.set_state(generator.get_state())
    labels = (torch.rand(n, generator=rng, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=rng, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels
# %% right="cost_and_gradient" why="the hint: PyTorch's loss of logits, p - y, product with the inputs"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(logits, labels)
    return cost, inputs.T @ (logits.sigmoid() - labels) / len(inputs)
# %% right="cost_and_gradient" why="the stable form by hand, errors without cancellation, einsum"
def cost_and_gradient(
    weights: torch.Tensor, inputs: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    z = torch.einsum("nd,d->n", inputs, weights)
    losses = z.clamp(min=0) - z * labels + torch.log1p(torch.exp(-z.abs()))
    errors = torch.where(labels == 1, -torch.sigmoid(-z), torch.sigmoid(z))
    return losses.mean(), torch.einsum("n,nd->d", errors, inputs) / z.shape[0]
# %% right="cost_and_gradient" why="logaddexp of the signed logits, weighted rows and a mean over the examples"
def cost_and_gradient(weights, inputs, labels):
    signs = 1 - 2 * labels  # -1 for class 1, +1 for class 0
    against = signs * inputs.mv(weights)
    cost = torch.logaddexp(torch.zeros_like(against), against).mean()
    errors = signs * torch.sigmoid(against)
    return cost, (errors.unsqueeze(1) * inputs).mean(dim=0)
# %% right="cost_and_gradient" why="module nn.BCEWithLogitsLoss, own sigmoid 1 / (1 + exp(-z)), a loop over the weights"
def my_sigmoid(z):
    return 1 / (1 + torch.exp(-z))


def cost_and_gradient(weights, inputs, labels):
    z = torch.matmul(inputs, weights)
    loss = nn.BCEWithLogitsLoss()
    cost = loss(z, labels)
    errors = my_sigmoid(z) - labels
    gradient = torch.zeros_like(weights)
    for j in range(len(weights)):
        gradient[j] = (errors * inputs[:, j]).mean()
    return cost, gradient
# %% right="cost_and_gradient" why="loop over the examples, running sums, scalar stable loss, math"
def cost_and_gradient(weights, inputs, labels):
    total = 0.0
    slope = torch.zeros(weights.shape[0], dtype=torch.float64)
    for x, y in zip(inputs.double(), labels.tolist()):
        z = float(x @ weights.double())
        wrong_way = -z if y == 1 else z
        total += max(wrong_way, 0.0) + math.log1p(math.exp(-abs(wrong_way)))
        e = math.exp(-abs(wrong_way))
        share = 1 / (1 + e) if wrong_way >= 0 else e / (1 + e)
        slope += (-share if y == 1 else share) * x
    n = inputs.shape[0]
    return torch.tensor(total / n, dtype=weights.dtype), (slope / n).to(weights.dtype)
# %% right="cost_and_gradient" why="logsigmoid of the signed logits, vector-matrix product"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = -(labels * functional.logsigmoid(z) + (1 - labels) * functional.logsigmoid(-z)).mean()
    n = labels.numel()
    return cost, ((torch.special.expit(z) - labels) @ inputs) / n
# %% wrong="cost_and_gradient" why="'Both must be right for logits of any size ... relative error of 1e-9': log(1 + e^z) - y z cancels, at a logit of 30 with label 1 no digit of 9e-14 is left"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = (torch.logaddexp(torch.zeros_like(z), z) - labels * z).mean()
    return cost, inputs.T @ (z.sigmoid() - labels) / len(inputs)
# %% wrong="cost_and_gradient" why="'the tests go to 10,000': the logits are clamped at 1000, the cost of a wrong 10,000 is 1000"
def cost_and_gradient(weights, inputs, labels):
    z = (inputs @ weights).clamp(-1000, 1000)
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    return cost, inputs.T @ (z.sigmoid() - labels) / len(inputs)
# %% wrong="cost_and_gradient" why="'right for logits of any size' in float32: exp overflows from 89 on, the shortcut begins at 500 only, cost inf"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    s = (1 - 2 * labels) * z
    losses = torch.where(s > 500, s, torch.log1p(torch.exp(s)))
    return losses.mean(), inputs.T @ (z.sigmoid() - labels) / len(inputs)
# %% wrong="cost_and_gradient" why="'in the dtype of the weights': computes in double and never goes back to float32"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = weights.double(), inputs.double(), labels.double()
    z = x @ w
    cost = functional.binary_cross_entropy_with_logits(z, y)
    return cost, x.T @ (z.sigmoid() - y) / len(x)
# %% wrong="cost_and_gradient" why="'the gradient, shape [d]': squeeze makes shape [] of d = 1 (a bias alone)"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    column = (z.sigmoid() - labels)[:, None]
    return cost, (inputs.T @ column).squeeze() / len(inputs)
# %% wrong="cost_and_gradient" why="'Both results are new tensors': the gradient lives in a buffer that the next call overwrites"
_buffers = {}


def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    gradient = (inputs.T @ (z.sigmoid() - labels) / len(inputs)).numpy()
    buffer = _buffers.setdefault((len(gradient), str(gradient.dtype)), np.zeros_like(gradient))
    buffer[:] = gradient
    return cost, torch.from_numpy(buffer)
# %% wrong="cost_and_gradient" why="'relative error of 1e-9': from a logit of 10 on the small logarithm is left away, a right and sure example costs 0 instead of 6e-6"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    small = torch.log1p(torch.exp(-z.abs()))
    small = torch.where(z.abs() > 10, torch.zeros_like(z), small)
    cost = (z.clamp(min=0) - z * labels + small).mean()
    return cost, inputs.T @ (z.sigmoid() - labels) / len(inputs)
# %% wrong="cost_and_gradient" why="'no differences of costs': central differences"
def cost_and_gradient(weights, inputs, labels):
    def cost_at(w):
        return functional.binary_cross_entropy_with_logits(inputs @ w, labels)

    gradient = torch.zeros_like(weights)
    for j in range(len(weights)):
        move = torch.zeros_like(weights)
        move[j] = 1e-5
        gradient[j] = (cost_at(weights + move) - cost_at(weights - move)) / 2e-5
    return cost_at(weights), gradient
# %% wrong="cost_and_gradient" why="'relative error of 1e-9 in float64': the probabilities go through float32"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    p = torch.sigmoid(z.float()).to(weights.dtype)
    return cost, inputs.T @ (p - labels) / len(inputs)
# %% wrong="cost_and_gradient" why="'its gradient by Lemma 2', 1/n of the sum over n examples: divides by the number of different rows, so the gradient is too large where rows repeat"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    n = len({tuple(row) for row in inputs.tolist()})
    return cost, inputs.T @ (z.sigmoid() - labels) / n
# %% right="fit" why="for loop over the steps, uses cost_and_gradient of Exercise 2"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps
# %% right="fit" why="while loop, own gradient, in-place steps on its own tensor"
def fit(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    learning_rate: float,
    tolerance: float,
    max_steps: int,
) -> tuple[torch.Tensor, int]:
    n, d = inputs.shape
    w = torch.zeros(d, dtype=torch.float64)
    done = 0
    while done < max_steps:
        p = torch.sigmoid(inputs @ w)
        g = inputs.T @ (p - labels) / n
        if bool(torch.all(torch.abs(g) <= tolerance)):
            break
        w -= learning_rate * g
        done += 1
    return w, done
# %% right="fit" why="NumPy with logaddexp for the sigmoid, back to a tensor at the end"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    x, y = inputs.numpy(), labels.numpy()
    w = np.zeros(x.shape[1])
    steps = 0
    for _ in range(max_steps):
        p = np.exp(-np.logaddexp(0, -(x @ w)))
        g = ((p - y)[:, None] * x).mean(axis=0)
        if np.linalg.norm(g, ord=np.inf) <= tolerance:
            break
        w = w - learning_rate * g
        steps += 1
    return torch.tensor(w, dtype=torch.float64), steps
# %% right="fit" why="autograd, which this exercise does not forbid: a leaf, backward, no_grad"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype, requires_grad=True)
    for k in range(max_steps):
        cost = functional.binary_cross_entropy_with_logits(inputs @ w, labels)
        (g,) = torch.autograd.grad(cost, w)
        if g.abs().max().item() <= tolerance:
            return w.detach().clone(), k
        with torch.no_grad():
            w -= learning_rate * g
    return w.detach().clone(), max_steps
# %% right="fit" why="a class with a gradient method; itertools.count, stops for one of two reasons"
class Descent:
    def __init__(self, x, y):
        self.x, self.y = x, y
        self.w = x.new_zeros(x.size(1))

    def gradient(self):
        e = torch.special.expit(self.x.mv(self.w)) - self.y
        return torch.einsum("n,nd->d", e, self.x) / self.y.numel()


def fit(inputs, labels, learning_rate, tolerance, max_steps):
    run = Descent(inputs, labels)
    for n_steps in itertools.count():
        if n_steps == max_steps:
            return run.w, n_steps
        g = run.gradient()
        if not any(abs(v) > tolerance for v in g.tolist()):
            return run.w, n_steps
        run.w = torch.add(run.w, g, alpha=-learning_rate)
# %% wrong="fit" why="'if each of its entries is, in size, at most tolerance': tests the Euclidean norm, which is larger"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        if g.norm() <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'each of its entries': the entry of the bias is left out"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        if (g[1:].abs() <= tolerance).all():
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'each with the given rate, even where it is so large that the cost rises': halves the rate when the cost rises"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    rate, last = learning_rate, math.inf
    for step in range(max_steps):
        z = inputs @ w
        cost = functional.binary_cross_entropy_with_logits(z, labels).item()
        if cost > last:
            rate /= 2
        last = cost
        g = inputs.T @ (z.sigmoid() - labels) / len(inputs)
        if g.abs().max() <= tolerance:
            return w, step
        w = w - rate * g
    return w, max_steps
# %% wrong="fit" why="'even where it is so large that the cost rises': stops when the cost has risen"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    last = math.inf
    for step in range(max_steps):
        z = inputs @ w
        cost = functional.binary_cross_entropy_with_logits(z, labels).item()
        g = inputs.T @ (z.sigmoid() - labels) / len(inputs)
        if g.abs().max() <= tolerance or cost > last:
            return w, step
        last = cost
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'right for logits of any size': e^z / (1 + e^z) is nan from z = 710 on"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        e = torch.exp(inputs @ w)
        g = inputs.T @ (e / (1 + e) - labels) / len(inputs)
        if g.abs().max() <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'right for logits of any size': the logits are clamped to -10 and 10"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        p = (inputs @ w).clamp(-10, 10).sigmoid()
        g = inputs.T @ (p - labels) / len(inputs)
        if g.abs().max() <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'at most tolerance': the tolerance is taken relative to the first gradient"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    first = None
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        size = g.abs().max().item()
        if first is None:
            first = size
        if size <= tolerance * first:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'Before each step look at the gradient': looks at the step, rate times gradient"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        move = learning_rate * (inputs.T @ ((inputs @ w).sigmoid() - labels)) / len(inputs)
        if move.abs().max() <= tolerance:
            return w, step
        w = w - move
    return w, max_steps
# %% wrong="fit" why="'beginning with zeros': the bias begins at the log-odds of the labels"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    share = labels.mean().clamp(1e-6, 1 - 1e-6)
    w[0] = torch.log(share / (1 - share))
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        if g.abs().max() <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'stop if each of its entries is, in size, at most tolerance': the sum of the entries, where they cancel"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        if abs(g.sum().item()) <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% wrong="fit" why="'if each of its entries': stops as soon as any entry that is not exactly 0 is small"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        g = inputs.T @ ((inputs @ w).sigmoid() - labels) / len(inputs)
        moving = g[g != 0].abs()
        if len(moving) == 0 or moving.min() <= tolerance:
            return w, step
        w = w - learning_rate * g
    return w, max_steps
# %% right="fit_by_optimiser" why="the hint: column 0, zero_grad, backward, step, item"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% right="fit_by_optimiser" why="labels become a column, loss module, a helper for one step, list comprehension"
def one_step(model, optimiser, loss, features, column):
    optimiser.zero_grad(set_to_none=True)
    cost = loss(model(features), column)
    before = float(cost)
    cost.backward()
    optimiser.step()
    return before


def fit_by_optimiser(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    features: torch.Tensor,
    labels: torch.Tensor,
    n_steps: int,
) -> list[float]:
    loss, column = nn.BCEWithLogitsLoss(), labels.unsqueeze(-1)
    return [one_step(model, optimiser, loss, features, column) for _ in range(n_steps)]
# %% right="fit_by_optimiser" why="clears the gradients by hand over all groups, squeeze(1), gradients enabled by itself"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = list[float]()
    with torch.enable_grad():
        while len(costs) < n_steps:
            logits = model(features).squeeze(1)
            cost = functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum") / len(labels)
            for group in optimiser.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None
            cost.backward()
            optimiser.step()
            costs.append(cost.detach().item())
    return costs
# %% right="fit_by_optimiser" why="logaddexp of signed logits, flatten, backward on the mean, tolist at the end"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    signs = 1 - 2 * labels
    history = torch.zeros(n_steps, dtype=torch.float64)
    for k in range(n_steps):
        against = signs * model(features).flatten()
        loss = torch.logaddexp(torch.zeros_like(against), against).mean()
        history[k] = loss.detach()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return history.tolist()
# %% right="fit_by_optimiser" why="reshape, zero_grad of the model at the start of each step"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    result = []
    for k in range(n_steps):
        model.zero_grad()
        z = model(features).reshape(labels.shape)
        J = nn.functional.binary_cross_entropy_with_logits(input=z, target=labels, reduction="mean")
        result += [J.item()]
        J.backward()
        optimiser.step()
    return result
# %% wrong="fit_by_optimiser" why="'n at least 1': squeeze() without an axis makes shape () of one example, and the loss raises"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features).squeeze(), labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'The given optimiser makes all steps, whatever its kind': steps of plain SGD by hand at its rate"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        with torch.no_grad():
            for group in optimiser.param_groups:
                for parameter in group["params"]:
                    parameter -= group["lr"] * parameter.grad
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'in one group or several', 'they must not count': clears the gradients of the first group only"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        for parameter in optimiser.param_groups[0]["params"]:
            parameter.grad = None
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'The model may have more layers than one': clears model.weight and model.bias, which only one layer has"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        model.weight.grad = None
        model.bias.grad = None
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'what it remembers of earlier calls stays': empties the state of the optimiser"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    optimiser.state.clear()
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'The given optimiser makes all steps': a new one of the same kind, with the rate only"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    own = type(optimiser)(model.parameters(), lr=optimiser.param_groups[0]["lr"])
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        own.zero_grad()
        cost.backward()
        own.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'dtype of the model': features and labels become float32, a model in double precision raises"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    x, y = features.float(), labels.float()
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(x)[:, 0], y)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'for n_steps steps': gives up as soon as the cost has risen"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
        if len(costs) > 1 and costs[-1] > costs[-2]:
            break
    return costs
# %% wrong="fit_by_optimiser" why="'the mean cross-entropy of the model's logits': of clipped probabilities, wrong from a logit of about 17 in float32 (saturated) on"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        p = model(features)[:, 0].sigmoid()
        cost = functional.binary_cross_entropy(p, labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% wrong="fit_by_optimiser" why="'clear the old gradients, go backward, let the optimiser step': also clips the gradients to a norm of 5, which nobody asked for"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        costs.append(cost.item())
    return costs
# %% right="regions_figure" why="scatter, boundary over the range of x, texts at the means of the predicted, limits from the examples"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1], inputs[:, 2]
    predicted = (inputs @ weights >= 0).double()
    accuracy = (predicted == labels).double().mean().item()
    figure, axes = plt.subplots()
    for k, marker in ((0, "o"), (1, "s")):
        own = labels == k
        axes.scatter(x[own], y[own], marker=marker, color=plots.PALETTE[4 * k], label=names[k])
        there = predicted == k
        axes.text(x[there].mean().item(), y[there].mean().item(), names[k], ha="center", va="center")
    ends = torch.stack([x.min(), x.max()])
    axes.plot(ends, -(weights[0] + weights[1] * ends) / weights[2], color="black")
    pad = 0.1 * (y.max() - y.min()).item()
    axes.set_ylim(y.min().item() - pad, y.max().item() + pad)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% right="regions_figure" why="pyplot calls, NumPy, plot with markers only, boundary a bit longer than the examples, both limits set"
def regions_figure(
    weights: torch.Tensor,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    names: tuple[str, str],
) -> Figure:
    b, w1, w2 = weights.tolist()
    pts = inputs.numpy()[:, 1:]
    lab = labels.numpy().astype(int)
    pred = np.array([1 if b + w1 * p + w2 * q >= 0 else 0 for p, q in pts])
    fig = plt.figure(figsize=(6, 4))
    plt.plot(pts[lab == 0, 0], pts[lab == 0, 1], "b^", label=names[0])
    plt.plot(pts[lab == 1, 0], pts[lab == 1, 1], "rD", label=names[1])
    lo, hi = pts.min(axis=0), pts.max(axis=0)
    pad = 0.15 * (hi - lo)
    line_x = np.linspace(lo[0] - pad[0], hi[0] + pad[0], 100)
    plt.plot(line_x, (-b - w1 * line_x) / w2, "k--")
    plt.xlim(lo[0] - pad[0], hi[0] + pad[0])
    plt.ylim(lo[1] - pad[1], hi[1] + pad[1])
    for k in range(2):
        cx, cy = pts[pred == k].mean(axis=0)
        plt.text(cx, cy, names[k], ha="center", va="center", fontsize=12, weight="bold")
    plt.xlabel("input 1")
    plt.ylabel("input 2")
    plt.title("accuracy %.2f" % (pred == lab).mean())
    plt.legend(loc="best")
    return fig
# %% right="regions_figure" why="object-oriented Figure without pyplot, shaded regions by contourf, annotate-free texts, named helper, no limits: the long line stretches the axes"
def regions_figure(weights, inputs, labels, names):
    figure = Figure(figsize=(6.0, 4.5), layout="constrained")
    axes = figure.add_subplot()
    logits = (inputs * weights).sum(dim=1)
    guess = logits.ge(0)
    rows = [[], []]
    for row, label in zip(inputs.tolist(), labels.tolist()):
        rows[int(label)].append(row[1:])
    styles = [dict(marker="o", c="tab:blue"), dict(marker="x", c="tab:red")]
    for name, points, style in zip(names, rows, styles):
        xs, ys = zip(*points)
        axes.scatter(xs, ys, label=name, **style)
    x = inputs[:, 1]
    left, right = x.min().item(), x.max().item()
    w = weights.tolist()
    axes.plot([left, right], [-(w[0] + w[1] * t) / w[2] for t in (left, right)], "k-", lw=1)
    for mask, name in ((~guess, names[0]), (guess, names[1])):
        middle = inputs[mask].mean(dim=0).tolist()
        axes.text(middle[1], middle[2], name, horizontalalignment="center", verticalalignment="center")
    hits = int((guess == labels.bool()).sum())
    axes.set_title(f"accuracy {hits / len(inputs):.2f}")
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    axes.legend()
    return figure
# %% right="regions_figure" why="shaded background with pcolormesh in the limits, line named in the legend, hollow markers"
def regions_figure(weights, inputs, labels, names):
    fig, ax = plt.subplots(figsize=(5, 5))
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth = labels.numpy() == 1
    z = (inputs @ weights).numpy()
    says_one = z >= 0
    mx, my = 0.2 * np.ptp(x), 0.2 * np.ptp(y)
    xs = np.linspace(x.min() - mx, x.max() + mx, 80)
    ys = np.linspace(y.min() - my, y.max() + my, 80)
    w = weights.numpy()
    field = w[0] + w[1] * xs[None, :] + w[2] * ys[:, None]
    ax.pcolormesh(xs, ys, (field >= 0).astype(float), cmap="Greys", vmin=-1, vmax=4, shading="nearest")
    ax.scatter(x[~truth], y[~truth], marker="o", facecolors="none", edgecolors="C0", label=names[0])
    ax.scatter(x[truth], y[truth], marker="^", color="C1", label=names[1])
    ax.plot(xs, -(w[0] + w[1] * xs) / w[2], color="0.2", label="decision boundary")
    ax.set_xlim(xs[0], xs[-1])
    ax.set_ylim(ys[0], ys[-1])
    ax.text(x[says_one].mean(), y[says_one].mean(), names[1], ha="center", va="center")
    ax.text(x[~says_one].mean(), y[~says_one].mean(), names[0], ha="center", va="center")
    ax.set(xlabel="entry 1", ylabel="entry 2")
    ax.set_title(f"accuracy {np.mean(says_one == truth):.2f}")
    ax.legend()
    return fig
# %% wrong="regions_figure" why="'class 1 is predicted where the logit is 0 or more': only above 0, so examples on the boundary count as class 0"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights > 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'where the logit is 0 or more': the probability is rounded, and 0.5 is rounded to the even 0"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights).sigmoid().round().numpy() == 1
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'rounded to two decimals': cut off after two decimals, 2 of 3 is 0.66"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = math.floor(100 * (ones == truth).mean()) / 100
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'reaches at least from the leftmost to the rightmost example': int() cuts -1.5 to -1, so the line begins too late"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.arange(int(x.min()), int(x.max()) + 2)
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'at least from the leftmost to the rightmost example': always from -3 to 3"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.linspace(-3, 3, 50)
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'no example is cut off': limits of -4 and 4 whatever the examples"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    axes.set(xlim=(-4, 4), ylim=(-4, 4))
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'no example is cut off': the limits are 1.1 times the extremes, and where all y are positive the lowest example is below the lower limit"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    axes.set_ylim(1.1 * y.min(), 1.1 * y.max())
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'a new one at each call': one figure with a name, cleared and used again"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots(num='regions', clear=True)
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'markers of different shapes': a circle and a smaller circle (a point)"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker=".", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'the middle of the text lies in its region': top and bottom of the middle column, which a steep boundary does not separate"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        up = (name == names[1]) == (w2 > 0)
        axes.text((x.min() + x.max()) / 2, y.max() if up else y.min(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'a text with the name of the class that is predicted there ... in its region': one unit to either side of the mean of all examples, which can be far from the boundary"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        side = (1 if name == names[1] else -1) / math.hypot(w1, w2)
        axes.text(x.mean() + side * w1, y.mean() + side * w2, name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'the decision boundary', where the logit is 0: multiplies by the last weight instead of dividing, right only where it is 1 or -1"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) * w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    accuracy = (ones == truth).mean()
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="regions_figure" why="'The accuracy is the share of examples': counted over different places, so that examples at the same place count once"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    w0, w1, w2 = weights.tolist()
    truth = labels.numpy() == 1
    ones = (inputs @ weights >= 0).numpy()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], color="tab:blue", marker="o", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:orange", marker="s", label=names[1])
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, -(w0 + w1 * ends) / w2, color="black")
    pad = 0.1 * (y.max() - y.min())
    axes.set_ylim(y.min() - pad, y.max() + pad)
    for name, own in ((names[0], ~ones), (names[1], ones)):
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    seen = {(a, b, c): c == d for a, b, c, d in zip(x.tolist(), y.tolist(), truth.tolist(), ones.tolist())}
    accuracy = sum(seen.values()) / len(seen)
    axes.set(xlabel="x1", ylabel="x2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure
