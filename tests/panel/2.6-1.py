# %% right="draw_classes" why="vectorised: uniform numbers below the prior, then standard normal numbers"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels.double()


# %% right="draw_classes" why="loop over examples and features, filling prepared tensors"
def draw_classes(n, prior, means, spread, generator):
    d = means.shape[1]
    features = torch.empty((n, d), dtype=torch.float64)
    labels = torch.zeros(n, dtype=torch.float64)
    for i in range(n):
        k = 0
        if torch.rand(1, generator=generator).item() < prior:
            k = 1
            labels[i] = 1.0
        for j in range(d):
            z = torch.randn(1, generator=generator, dtype=torch.float64).item()
            features[i, j] = means[k, j].item() + spread * z
    return features, labels


# %% right="draw_classes" why="other functions: bernoulli for the labels, torch.normal around the rows of the means"
def draw_classes(n, prior, means, spread, generator):
    chances = torch.full((n,), float(prior), dtype=torch.float64)
    labels = torch.bernoulli(chances, generator=generator)
    centres = torch.where(labels[:, None] == 1, means[1], means[0])
    features = torch.normal(centres, float(spread), generator=generator)
    return features, labels


# %% right="draw_classes" why="noise first, then labels; in-place methods, and a product with one-hot rows instead of indexing"
def draw_classes(n, prior, means, spread, generator):
    features = torch.empty(n, means.size(1), dtype=torch.float64)
    features.normal_(generator=generator).mul_(spread)
    labels = torch.empty(n, dtype=torch.float64).bernoulli_(prior, generator=generator)
    member = torch.stack([1 - labels, labels], dim=1)
    features += member @ means
    return features, labels


# %% right="draw_classes" why="Box and Muller: normal numbers made of uniform numbers of the given generator"
def standard_normal(shape, generator):
    radius = 1 - torch.rand(shape, generator=generator, dtype=torch.float64)
    angle = torch.rand(shape, generator=generator, dtype=torch.float64)
    return torch.sqrt(-2 * torch.log(radius)) * torch.cos(2 * math.pi * angle)


def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = standard_normal((n, means.shape[1]), generator)
    return means.index_select(0, labels.long()) + noise * spread, labels


# %% wrong="draw_classes" why="statement: 'For each example by itself: its label is 1 with the probability prior'; exactly round(prior n) ones are shuffled"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.zeros(n, dtype=torch.float64)
    labels[: round(prior * n)] = 1.0
    labels = labels[torch.randperm(n, generator=generator)]
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="statement: each feature has 'a standard normal number of its own'; all features of an example share one number"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator) < prior).double()
    noise = torch.randn(n, 1, generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="statement: 'All random numbers come from the given generator'; the labels come from the global state"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.bernoulli(torch.full((n,), prior, dtype=torch.float64))
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="docstring: 'n: at least 0'; stacking an empty list raises an error for n = 0"
def draw_classes(n, prior, means, spread, generator):
    rows, labels = [], []
    for _ in range(n):
        label = int(torch.rand((), generator=generator).item() < prior)
        noise = torch.randn(means.shape[1], generator=generator, dtype=torch.float64)
        rows.append(means[label] + spread * noise)
        labels.append(float(label))
    return torch.stack(rows), torch.tensor(labels, dtype=torch.float64)


# %% wrong="draw_classes" why="statement: 'standard normal number'; the numbers are uniform, with mean 0 and variance 1"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator) < prior).double()
    noise = torch.rand(n, means.shape[1], generator=generator, dtype=torch.float64)
    noise = (noise - 0.5) * math.sqrt(12)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="statement: for a spread of 0 the features are 'the means themselves', float64; the means go through float32 and lose digits (0.1)"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator) < prior
    features = means.float()[labels.long()]
    features = features + spread * torch.randn(features.shape, generator=generator)
    return features.double(), labels.double()


# %% wrong="draw_classes" why="statement: a normal number 'of its own'; the second half of the examples takes the numbers of the first half with the other sign"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    half = torch.randn(
        (n + 1) // 2, means.shape[1], generator=generator, dtype=torch.float64
    )
    noise = torch.cat([half, -half])[:n]
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="docstring: 'generator: Draws all random numbers'; it is set back to its seed at each call, so its state counts for nothing and two draws in a row are equal"
def draw_classes(n, prior, means, spread, generator):
    generator.manual_seed(generator.initial_seed())
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" why="docstring: means of shape [2, d]; written for two features only"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    x = torch.randn(n, generator=generator, dtype=torch.float64) * spread
    y = torch.randn(n, generator=generator, dtype=torch.float64) * spread
    k = labels.long()
    return torch.stack([means[k, 0] + x, means[k, 1] + y], dim=1), labels


# %% wrong="draw_classes" why="statement: its label is 1 'with the probability prior', independent of the others; the labels are sorted, class 0 first"
def draw_classes(n, prior, means, spread, generator):
    draws = torch.rand(n, generator=generator, dtype=torch.float64)
    n_ones = int((draws < prior).sum())
    labels = torch.cat([torch.zeros(n - n_ones), torch.ones(n_ones)]).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% right="cost_and_gradient" why="PyTorch's loss of logits, and the product with the transposed inputs"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(logits, labels)
    return cost, inputs.T @ (logits.sigmoid() - labels) / len(labels)


# %% right="cost_and_gradient" why="the stable form by hand, and einsum"
def cost_and_gradient(weights, inputs, labels):
    z = torch.einsum("ij,j->i", inputs, weights)
    losses = z.clamp(min=0) - z * labels + torch.log1p(torch.exp(-z.abs()))
    errors = torch.sigmoid(z) - labels
    return losses.mean(), torch.einsum("ij,i->j", inputs, errors) / inputs.shape[0]


# %% right="cost_and_gradient" why="plain Python numbers in a double loop, turned into tensors of the dtype of the weights"
def probability(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    power = math.exp(z)
    return power / (1 + power)


def cost_and_gradient(weights, inputs, labels):
    w, rows, targets = weights.tolist(), inputs.tolist(), labels.tolist()
    total, slope = 0.0, [0.0] * len(w)
    for row, y in zip(rows, targets, strict=True):
        z = sum(a * b for a, b in zip(row, w, strict=True))
        total += max(z, 0.0) - z * y + math.log1p(math.exp(-abs(z)))
        error = probability(z) - y
        for j, entry in enumerate(row):
            slope[j] += error * entry
    n = len(rows)
    cost = torch.tensor(total / n, dtype=weights.dtype)
    return cost, torch.tensor([s / n for s in slope], dtype=weights.dtype)


# %% right="cost_and_gradient" why="signs +1 and -1 instead of labels: one margin for each example, mean over rows"
def cost_and_gradient(weights, inputs, labels):
    signs = 2 * labels - 1
    margins = signs * inputs.matmul(weights)
    cost = -functional.logsigmoid(margins).mean()
    pulls = -signs * torch.sigmoid(-margins)
    return cost, (pulls.unsqueeze(1) * inputs).mean(dim=0)


# %% right="cost_and_gradient" why="NumPy with logaddexp"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = (t.detach().numpy() for t in (weights, inputs, labels))
    z = x @ w
    zero = np.zeros_like(z)
    cost = np.mean(y * np.logaddexp(zero, -z) + (1 - y) * np.logaddexp(zero, z))
    p = np.exp(-np.logaddexp(zero, -z))
    slope = np.dot(p - y, x) / len(y)
    return (
        torch.tensor(float(cost), dtype=weights.dtype),
        torch.tensor(slope, dtype=weights.dtype),
    )


# %% wrong="cost_and_gradient" why="statement: 'right for logits of any size'; the logits are cut at 1000"
def cost_and_gradient(weights, inputs, labels):
    logits = (inputs @ weights).clamp(-1000, 1000)
    p = logits.sigmoid()
    cost = functional.binary_cross_entropy_with_logits(logits, labels)
    return cost, inputs.T @ (p - labels) / len(labels)


# %% wrong="cost_and_gradient" why="statement: 'the mean cross-entropy' over the n examples; here the mean of the means of the two classes"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    losses = functional.binary_cross_entropy_with_logits(
        logits, labels, reduction="none"
    )
    errors = logits.sigmoid() - labels
    costs, slopes = [], []
    for own in (labels == 0, labels == 1):
        if own.any():
            costs.append(losses[own].mean())
            slopes.append(inputs[own].T @ errors[own] / own.sum())
    return torch.stack(costs).mean(), torch.stack(slopes).mean(dim=0)


# %% wrong="cost_and_gradient" why="statement: 'Both results are in the dtype of the weights'; all is computed and returned in float64"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = weights.double(), inputs.double(), labels.double()
    z = x @ w
    cost = functional.binary_cross_entropy_with_logits(z, y)
    return cost, x.T @ (z.sigmoid() - y) / len(y)


# %% wrong="cost_and_gradient" why="statement: 'no backward'; a parameter and backward, fetched by its name as a text"
def cost_and_gradient(weights, inputs, labels):
    w = nn.Parameter(weights.clone())
    cost = functional.binary_cross_entropy_with_logits(inputs @ w, labels)
    getattr(cost, "backward")()
    return cost.detach(), w.grad


# %% wrong="cost_and_gradient" why="statement: 'The gradient comes from the formula'; it comes from central differences of the cost, which are far off in float32"
def cost_and_gradient(weights, inputs, labels):
    def cost_at(w):
        return functional.binary_cross_entropy_with_logits(inputs @ w, labels)

    slope = torch.zeros_like(weights)
    for j in range(len(weights)):
        move = torch.zeros_like(weights)
        move[j] = 1e-6
        slope[j] = (cost_at(weights + move) - cost_at(weights - move)) / 2e-6
    return cost_at(weights), slope


# %% wrong="cost_and_gradient" why="statement: 'Return ... its gradient'; all calls share one buffer, so that the next call changes the gradient returned before"
BUFFERS = {}


def cost_and_gradient(weights, inputs, labels):
    slope = BUFFERS.setdefault((len(weights), weights.dtype), torch.empty_like(weights))
    logits = inputs @ weights
    torch.mv(inputs.T, (logits.sigmoid() - labels) / len(labels), out=slope)
    return functional.binary_cross_entropy_with_logits(logits, labels), slope


# %% wrong="cost_and_gradient" why="statement: right for logits of any size, in float32 too; exp(z) overflows in float32 above 88 (it is capped at 700 with float64 in mind)"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    power = torch.exp(z.clamp(max=700.0))
    p = power / (1 + power)
    cost = (z.relu() - z * labels + torch.log1p(torch.exp(-z.abs()))).mean()
    return cost, (p - labels) @ inputs / len(labels)


# %% wrong="cost_and_gradient" why="docstring: inputs have a 1 in front already, and the bias is a weight like the others; its entry of the gradient is the mean error, but the entries of the others are taken from centred inputs"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    errors = z.sigmoid() - labels
    centred = inputs.clone()
    centred[:, 1:] -= centred[:, 1:].mean(dim=0)
    return cost, centred.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="docstring: labels are an argument to read; they are turned into signs in place"
def cost_and_gradient(weights, inputs, labels):
    signs = labels.mul_(2).sub_(1)
    margins = signs * (inputs @ weights)
    cost = torch.logaddexp(torch.zeros_like(margins), -margins).mean()
    return cost, -inputs.T @ (signs * torch.sigmoid(-margins)) / len(labels)


# %% right="fit" why="for loop that returns from its middle, with the function of Exercise 2"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% right="fit" why="while loop with a counter, the gradient by its own formula, updates in place on its own tensor"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    n, d = inputs.shape
    weights = torch.zeros(d, dtype=torch.float64)
    n_steps = 0
    while n_steps < max_steps:
        errors = torch.sigmoid(inputs @ weights) - labels
        gradient = inputs.T @ errors / n
        if not bool((gradient.abs() > tolerance).any()):
            break
        weights -= learning_rate * gradient
        n_steps += 1
    return weights, n_steps


# %% right="fit" why="NumPy throughout, a tensor only at the end"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    x, y = inputs.numpy(), labels.numpy()
    w = np.zeros(x.shape[1])
    made = 0
    for _ in range(max_steps):
        with np.errstate(over="ignore"):
            p = 1.0 / (1.0 + np.exp(-(x @ w)))
        g = x.T @ (p - y) / len(y)
        if np.all(np.abs(g) <= tolerance):
            break
        w = w - learning_rate * g
        made += 1
    return torch.from_numpy(w), made


# %% right="fit" why="a class that makes one step at a time"
class Descent:
    def __init__(self, inputs, labels, rate):
        self.inputs, self.labels, self.rate = inputs, labels, rate
        self.weights = inputs.new_zeros(inputs.shape[1])
        self.count = 0

    def slope(self):
        p = (self.inputs @ self.weights).sigmoid()
        return ((p - self.labels)[:, None] * self.inputs).sum(0) / len(self.labels)

    def advance(self, slope):
        self.weights = torch.sub(self.weights, slope, alpha=self.rate)
        self.count += 1


def fit(inputs, labels, learning_rate, tolerance, max_steps):
    run = Descent(inputs, labels, learning_rate)
    while run.count < max_steps:
        slope = run.slope()
        if torch.linalg.vector_norm(slope, ord=math.inf) <= tolerance:
            break
        run.advance(slope)
    return run.weights, run.count


# %% wrong="fit" why="statement: stop if 'each of its entries is, in size, at most tolerance'; the Euclidean norm is compared, which is larger"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if gradient.norm() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="statement: 'each of its entries'; the entry of the bias is left out of the test"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if (gradient[1:].abs() <= tolerance).all():
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="statement: entries 'at most tolerance'; the tolerance counts as a share of the first gradient"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    first = None
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        largest = gradient.abs().max().item()
        first = largest if first is None else first
        if largest <= tolerance * first:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="statement: the test before each step holds for a tolerance of 0 too ('at least 0'); a tolerance of 0 switches it off, and a zero gradient does not stop"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights, made = torch.zeros_like(inputs[0]), 0
    while made < max_steps:
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if tolerance and gradient.abs().max() <= tolerance:
            break
        weights = weights - learning_rate * gradient
        made += 1
    return weights, made


# %% wrong="fit" why="docstring: 'learning_rate: Step size'; the rate is halved whenever a step would raise the cost"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    def cost_at(w):
        return functional.binary_cross_entropy_with_logits(inputs @ w, labels)

    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        while cost_at(weights - learning_rate * gradient) > cost_at(weights) + 1e-12:
            learning_rate /= 2
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="statement: 'Return the weights at the end'; the weights with the smallest cost on the way are returned"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights, n_steps = torch.zeros_like(inputs[0]), 0
    best, lowest = weights, math.inf
    while True:
        logits = inputs @ weights
        cost = functional.binary_cross_entropy_with_logits(logits, labels).item()
        if cost < lowest:
            best, lowest = weights, cost
        gradient = inputs.T @ (logits.sigmoid() - labels) / len(labels)
        if n_steps == max_steps or gradient.abs().max() <= tolerance:
            return best, n_steps
        weights = weights - learning_rate * gradient
        n_steps += 1


# %% wrong="fit" why="pseudocode: p = sigma(X w); exp(z) / (1 + exp(z)) is not a number for logits above 709"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        powers = torch.exp(inputs @ weights)
        gradient = inputs.T @ (powers / (1 + powers) - labels) / len(labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="statement: beginning with zeros, on the given data; results are remembered by the identity of the tensors, and are stale once their entries have changed"
KNOWN = {}


def fit(inputs, labels, learning_rate, tolerance, max_steps):
    key = (id(inputs), id(labels), learning_rate, tolerance, max_steps)
    if key not in KNOWN:
        weights, made = torch.zeros_like(inputs[0]), 0
        for _ in range(max_steps):
            gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
            if gradient.abs().max() <= tolerance:
                break
            weights = weights - learning_rate * gradient
            made += 1
        KNOWN[key] = (inputs, labels, weights, made)
    return KNOWN[key][2].clone(), KNOWN[key][3]


# %% wrong="fit" why="statement: 'Before each step look at the gradient' of all examples; it is looked at before every tenth step only from step 10 on"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if (step < 10 or step % 10 == 0) and gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% right="fit_by_optimiser" why="the plain order: logits, cost, clear, backward, step"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        logits = model(features)[:, 0]
        cost = functional.binary_cross_entropy_with_logits(logits, labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% right="fit_by_optimiser" why="the labels become a column, and a loss object; old gradients are filled with zeros"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    column = labels.reshape(-1, 1)
    loss = nn.BCEWithLogitsLoss()

    def one_step():
        optimiser.zero_grad(set_to_none=False)
        cost = loss(model(features), column)
        cost.backward()
        optimiser.step()
        return float(cost.detach())

    return [one_step() for _ in range(n_steps)]


# %% right="fit_by_optimiser" why="a closure that the optimiser calls itself; step returns the cost before the step"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    def closure():
        optimiser.zero_grad()
        cost = functional.binary_cross_entropy_with_logits(
            model(features).squeeze(1), labels
        )
        cost.backward()
        return cost

    costs: list[float] = []
    for _ in range(n_steps):
        costs.append(float(optimiser.step(closure).item()))
    return costs


# %% right="fit_by_optimiser" why="a class with its own stable loss from signed logits; gradients cleared by hand in all groups"
class Trainer:
    def __init__(self, model, optimiser):
        self.model = model
        self.optimiser = optimiser
        self.history = []

    def clear(self):
        for parameter in self.model.parameters():
            parameter.grad = None
        for group in self.optimiser.param_groups:
            for parameter in group["params"]:
                parameter.grad = None

    def step(self, features, signs):
        self.clear()
        margins = signs * self.model(features).flatten()
        loss = -functional.logsigmoid(margins).mean()
        self.history.append(loss.item())
        loss.backward()
        self.optimiser.step()


def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    trainer = Trainer(model, optimiser)
    signs = 2 * labels - 1
    for _ in range(n_steps):
        trainer.step(features, signs)
    return trainer.history


# %% wrong="fit_by_optimiser" why="statement: 'the mean cross-entropy of the model's logits'; probabilities first, so the cost saturates at 100 and the gradient vanishes for large logits"
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


# %% wrong="fit_by_optimiser" why="statement: 'let the optimiser step'; plain descent with the rate of the optimiser, right for SGD alone"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    rate = optimiser.param_groups[0]["lr"]
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= rate * parameter.grad
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="statement: 'Train a given model'; its parameters are set to zero first"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="docstring: 'n at least 1'; squeeze() without an axis takes both axes away for one example, and the loss raises an error"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        optimiser.zero_grad()
        logits = model(features).squeeze()
        cost = functional.binary_cross_entropy_with_logits(logits, labels)
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="statement: 'on all examples'; above 32 examples each step sees 32 of them in turn"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    n, size = len(labels), 32
    costs = []
    for step in range(n_steps):
        if n <= size:
            x, y = features, labels
        else:
            rows = torch.arange(step * size, (step + 1) * size) % n
            x, y = features[rows], labels[rows]
        cost = functional.binary_cross_entropy_with_logits(model(x)[:, 0], y)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="statement: 'for n_steps steps'; stops early once the cost hardly changes"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
        if len(costs) > 1 and abs(costs[-1] - costs[-2]) < 1e-5:
            break
    return costs


# %% wrong="fit_by_optimiser" why="docstring: the given optimiser makes the steps, with its state and its groups; a new one of its kind is made from its defaults at each call"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    fresh = type(optimiser)(model.parameters(), **optimiser.defaults)
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        fresh.zero_grad()
        cost.backward()
        fresh.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="statement: 'clear the old gradients, go backward, let the optimiser step'; the gradients are clipped to the norm 5 in between"
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


# %% wrong="fit_by_optimiser" why="statement: 'clear the old gradients' in each step; only those of the first parameter group are cleared"
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


# %% wrong="fit_by_optimiser" why="statement: 'Return the costs as a list'; one list serves all calls, so that the next call changes the one returned before"
COSTS = []


def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    COSTS.clear()
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        COSTS.append(cost.item())
    return COSTS


# %% right="regions_figure" why="axes.plot for markers and line, texts at the means of the predicted examples, limits from the examples"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth = labels.numpy() == 1
    predicted = (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    axes.plot(x[~truth], y[~truth], "o", color=plots.PALETTE[0], label=names[0])
    axes.plot(x[truth], y[truth], "s", color=plots.PALETTE[1], label=names[1])
    pad = 0.1 * (x.max() - x.min()) + 0.1
    ends = np.array([x.min() - pad, x.max() + pad])
    axes.plot(ends, -(b + w1 * ends) / w2, "-", color="black")
    for k, name in enumerate(names):
        own = predicted == bool(k)
        axes.text(x[own].mean(), y[own].mean(), name, ha="center", va="center")
    rise = 0.1 * (y.max() - y.min()) + 0.1
    axes.set_xlim(ends[0], ends[1])
    axes.set_ylim(y.min() - rise, y.max() + rise)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set_title(f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% right="regions_figure" why="scatter with crosses and triangles, pale shaded regions, texts in a box at the corners that lie deepest in each region"
def regions_figure(weights, inputs, labels, names):
    places = inputs[:, 1:].numpy()
    low, high = places.min(axis=0), places.max(axis=0)
    size = np.where(high > low, high - low, 1.0)
    low, high = low - 0.3 * size, high + 0.3 * size
    bias, w1, w2 = (float(w) for w in weights)
    figure, axes = plt.subplots(figsize=(6, 4.5))
    looks = (("#0072B2", "^"), ("#D55E00", "X"))
    for k in (0, 1):
        own = places[labels.numpy() == k]
        colour, marker = looks[k]
        axes.scatter(own[:, 0], own[:, 1], c=colour, marker=marker, s=45, label=names[k], zorder=3)
    reach = np.linspace(low[0], high[0], 2)
    line = -(bias + w1 * reach) / w2
    axes.plot(reach, line, color="black", linewidth=1.5, linestyle="--", label="p = 0.5")
    up = int(w2 > 0)
    axes.fill_between(reach, line, np.maximum(line, high[1]).max(), color=looks[up][0], alpha=0.08, linewidth=0)
    axes.fill_between(reach, np.minimum(line, low[1]).min(), line, color=looks[1 - up][0], alpha=0.08, linewidth=0)
    inner = [(a, c) for a in (low[0] + 0.15 * size[0], high[0] - 0.15 * size[0])
             for c in (low[1] + 0.15 * size[1], high[1] - 0.15 * size[1])]
    inner.sort(key=lambda spot: bias + w1 * spot[0] + w2 * spot[1])
    for (a, c), name in zip((inner[0], inner[-1]), names, strict=True):
        axes.text(a, c, name, ha="center", va="center", weight="bold")
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    hits = ((inputs @ weights >= 0) == (labels == 1)).sum().item()
    axes.set_title(f"accuracy {hits / len(labels):.2f}")
    axes.legend()
    return figure


# %% right="regions_figure" why="one example at a time in a loop, explicit legend, text at the two examples that the model is surest of"
def regions_figure(weights, inputs, labels, names):
    figure = plt.figure(figsize=(5.5, 5))
    axes = figure.add_subplot(1, 1, 1)
    w0, w1, w2 = weights.tolist()
    right, handles = 0, {}
    spots = []
    for (_, a, b), label in zip(inputs.tolist(), labels.tolist(), strict=True):
        k = int(label)
        (handles[k],) = axes.plot([a], [b], marker="Dv"[k], color=("tab:purple", "tab:olive")[k], linestyle="none")
        z = w0 + w1 * a + w2 * b
        right += (1 if z >= 0 else 0) == k
        spots.append((z, a, b))
    xs, ys = [s[1] for s in spots], [s[2] for s in spots]
    dx, dy = (max(xs) - min(xs)) or 1.0, (max(ys) - min(ys)) or 1.0
    ends = [min(xs) - 0.25 * dx, max(xs) + 0.25 * dx]
    axes.plot(ends, [-(w0 + w1 * e) / w2 for e in ends], color="dimgrey", linestyle="-")
    for name, (_, a, b) in ((names[0], min(spots)), (names[1], max(spots))):
        axes.annotate(name, (a, b), ha="center", va="center", fontsize=12)
    axes.set(xlim=ends, ylim=(min(ys) - 0.2 * dy, max(ys) + 0.2 * dy), xlabel="entry 1", ylabel="entry 2")
    axes.legend([handles[0], handles[1]], list(names), loc="best")
    axes.set_title("accuracy {:.2f}".format(right / len(spots)))
    return figure


# %% wrong="regions_figure" why="statement: class 1 is predicted where the logit is '0 or more'; a logit of 0 counts as class 0 in the accuracy"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() > 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    sure = (inputs @ weights).numpy()
    for k, marker in enumerate("os"):
        own = truth == bool(k)
        axes.plot(x[own], y[own], marker, color=plots.PALETTE[k], label=names[k])
        mean = inputs[torch.from_numpy((sure >= 0) == bool(k))].mean(dim=0).tolist()
        axes.text(mean[1], mean[2], names[k], ha="center", va="center")
    pad = 0.1 * (x.max() - x.min()) + 0.1
    ends = np.array([x.min() - pad, x.max() + pad])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: the line reaches 'at least from the leftmost to the rightmost example'; it is drawn from -3 to 3 always"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k], label=names[k])
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    ends = np.array([-3.0, 3.0])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'the middle of the text lies in its region'; the medians of torch (the lower one of two) need not lie in it"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1], inputs[:, 2]
    truth, predicted = labels == 1, inputs @ weights >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for k, marker in enumerate("^v"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k], label=names[k])
        place = inputs[predicted == k].median(dim=0).values.tolist()
        axes.text(place[1], place[2], names[k], ha="center", va="center")
    ends = torch.stack([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min().item() - 0.2, y.max().item() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set_title(f"accuracy {(predicted == truth).double().mean().item():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: the text stands in the region 'of the class that is predicted there'; the names stand in the middle at the top and at the bottom, by the sign of the last weight alone"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        axes.scatter(x[truth == k], y[truth == k], marker=marker, color=plots.PALETTE[k], label=names[k])
    ends = np.array([x.min() - 0.1, x.max() + 0.1])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    above, below = (names[1], names[0]) if w2 > 0 else names
    axes.text(0.5, 0.95, above, ha="center", va="center", transform=axes.transAxes)
    axes.text(0.5, 0.05, below, ha="center", va="center", transform=axes.transAxes)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'names[0] for the label 0, names[1] for the label 1'; the names of the legend are dealt out in the order in which the labels first occur"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy(), (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for label, name, marker in zip(dict.fromkeys(truth.tolist()), names, "os"):
        own = truth == label
        axes.plot(x[own], y[own], marker, label=name)
    for k, name in enumerate(names):
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), name, ha="center", va="center")
    ends = np.array([x.min() - 1, x.max() + 1])
    axes.plot(ends, -(b + w1 * ends) / w2, color="black")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: the accuracy 'with two decimals'; the decimals after the second are cut off instead of rounded, so that 2 of 3 are 0.66"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for k, marker in enumerate("Dv"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k + 1], label=names[k])
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    percent = 100 * int((predicted == truth).sum()) // len(truth)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {percent / 100:.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'Return the Figure, a new one at each call'; the figure named regions is cleared and drawn again"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure = plt.figure("regions", clear=True)
    axes = figure.subplots()
    for k, marker in enumerate("os"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k], label=names[k])
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'markers of different shapes'; circles both, the ones filled, the others hollow"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    axes.scatter(x[~truth], y[~truth], facecolors="none", edgecolors="tab:blue", label=names[0])
    axes.scatter(x[truth], y[truth], color="tab:red", label=names[1])
    for k in (0, 1):
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="docstring: of the weights only the last is known not to be 0; the line goes through the two intercepts, and is lost where the bias or the first weight is 0"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.numpy()
    with np.errstate(all="ignore"):
        across, up = -b / w1, -b / w2
        slope = (0 - up) / (across - 0)
        ends = np.array([x.min() - 0.5, x.max() + 0.5])
        line = slope * (ends - across)
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k], label=names[k])
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    axes.plot(ends, line, "k-")
    axes.set_ylim(y.min() - 0.2, y.max() + 0.2)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="statement: 'no example is cut off'; the limits are the mean plus and minus two standard deviations, which leaves a far example out"
def regions_figure(weights, inputs, labels, names):
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    truth, predicted = labels.numpy() == 1, (inputs @ weights).numpy() >= 0
    b, w1, w2 = weights.tolist()
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        axes.plot(x[truth == k], y[truth == k], marker, color=plots.PALETTE[k], label=names[k])
        axes.text(x[predicted == k].mean(), y[predicted == k].mean(), names[k], ha="center", va="center")
    ends = np.array([x.min() - 0.5, x.max() + 0.5])
    axes.plot(ends, -(b + w1 * ends) / w2, "k-")
    axes.set_ylim(y.mean() - 2 * y.std() - 0.1, y.mean() + 2 * y.std() + 0.1)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {(predicted == truth).mean():.2f}")
    axes.legend()
    return figure
