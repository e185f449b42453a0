# The bank of 2.6: right answers get every point, wrong ones lose the hidden test.

# %% right="draw_classes" why="bernoulli, and torch.where between the two means"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.bernoulli(torch.full((n,), prior, dtype=torch.float64), generator=generator)
    noise = torch.empty(n, means.size(1), dtype=torch.float64).normal_(generator=generator)
    return torch.where(labels[:, None] == 1, means[1], means[0]) + spread * noise, labels


# %% right="draw_classes" why="a loop over the examples"
def draw_classes(n, prior, means, spread, generator):
    features = torch.zeros(n, means.shape[1], dtype=torch.float64)
    labels = torch.zeros(n, dtype=torch.float64)
    for i in range(n):
        k = int(torch.rand((), generator=generator, dtype=torch.float64).item() < prior)
        labels[i] = k
        features[i] = means[k] + spread * torch.randn(means.shape[1], generator=generator, dtype=torch.float64)
    return features, labels


# %% right="draw_classes" why="arithmetic in place of picking, noise first"
def draw_classes(n, prior, means, spread, generator):
    noise = torch.randn(n, means.shape[1], generator=generator).double()
    labels = (torch.rand(n, generator=generator) < prior).to(torch.float64)
    return means[0] + labels.unsqueeze(1) * (means[1] - means[0]) + noise * spread, labels


# %% right="draw_classes" why="torch.normal with a tensor of means"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64).lt(prior)
    centres = means.index_select(0, labels.long())
    return centres + torch.normal(0.0, 1.0, centres.shape, generator=generator, dtype=torch.float64) * spread, labels.double()


# %% right="draw_classes" why="multinomial over both classes"
def draw_classes(n, prior, means, spread, generator):
    d = means.shape[1]
    if n == 0:
        return torch.zeros(0, d, dtype=torch.float64), torch.zeros(0, dtype=torch.float64)
    classes = torch.multinomial(torch.tensor([1 - prior, prior]).double(), n, replacement=True, generator=generator)
    noise = spread * torch.randn(n, d, generator=generator, dtype=torch.float64)
    return means[classes] + noise, classes.double()


# %% wrong="draw_classes" passes="visible" why="a fixed number of ones, all at the end"
def draw_classes(n, prior, means, spread, generator):
    ones = round(n * prior)
    labels = torch.cat([torch.zeros(n - ones), torch.ones(ones)]).double()
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels


# %% wrong="draw_classes" passes="visible" why="a fixed number of ones, shuffled"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.randperm(n, generator=generator) < round(n * prior)).double()
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels


# %% wrong="draw_classes" why="labels exchanged: 0 with the probability prior"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) >= prior
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" why="features of the other class"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[(~labels).long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="global randomness for the noise"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="a generator of its own"
def draw_classes(n, prior, means, spread, generator):
    own = torch.Generator().manual_seed(0)
    labels = torch.rand(n, generator=own, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=own, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="one number of noise for all features of an example"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, 1, generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" why="the spread is taken for a variance"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[labels.long()] + spread**0.5 * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="uniform noise of the same spread"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    noise = (torch.rand(n, means.shape[1], generator=generator, dtype=torch.float64) - 0.5) * 12**0.5
    return means[labels.long()] + spread * noise, labels.double()


# %% wrong="draw_classes" why="labels as booleans"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels


# %% wrong="draw_classes" why="float32"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator) < prior
    return (means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator)).float(), labels.float()


# %% wrong="draw_classes" passes="visible" why="one label for all examples, where there are few"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    labels = labels.sort().values
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="two features only"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, 2, generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="noise is written into the means"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    if n == 1:
        means += spread * torch.randn(means.shape, generator=generator, dtype=torch.float64)
        return means[labels.long()], labels.double()
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="the same noise again after 100 examples"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    noise = torch.randn(5000, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise[torch.arange(n) % 5000], labels.double()


# %% wrong="draw_classes" passes="visible" why="the second half takes the numbers of the first half with the other sign"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    half = torch.randn(
        (n + 1) // 2, means.shape[1], generator=generator, dtype=torch.float64
    )
    noise = torch.cat([half, -half])[:n]
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" passes="visible" why="the generator is set back to its seed at each call"
def draw_classes(n, prior, means, spread, generator):
    generator.manual_seed(generator.initial_seed())
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" passes="visible" why="a second generator, seeded by a number from the first"
def draw_classes(n, prior, means, spread, generator):
    seed = int(torch.randint(2**31, (), generator=generator))
    own = torch.Generator().manual_seed(seed)
    labels = torch.rand(n, generator=own, dtype=torch.float64) < prior
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=own, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="the state of the generator is put back after the draw"
def draw_classes(n, prior, means, spread, generator):
    state = generator.get_state()
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    generator.set_state(state)
    return means[labels.long()] + spread * noise, labels.double()


# %% wrong="draw_classes" passes="visible" why="the labels of the second half mirror those of the first"
def draw_classes(n, prior, means, spread, generator):
    half = torch.rand((n + 1) // 2, generator=generator, dtype=torch.float64) < prior
    labels = torch.cat([half, half.flip(0)])[:n]
    return means[labels.long()] + spread * torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64), labels.double()


# %% wrong="draw_classes" passes="visible" why="the noise of one feature is that of its neighbour, one example later"
def draw_classes(n, prior, means, spread, generator):
    labels = torch.rand(n, generator=generator, dtype=torch.float64) < prior
    one = torch.randn(n, generator=generator, dtype=torch.float64)
    noise = torch.stack([one.roll(j) for j in range(means.shape[1])], dim=1)
    return means[labels.long()] + spread * noise, labels.double()


# %% right="draw_classes" why="both blocks of random numbers in place, one after the other"
def draw_classes(n, prior, means, spread, generator):
    u = torch.zeros(n, dtype=torch.float64).uniform_(generator=generator)
    features = torch.zeros(n, means.shape[1], dtype=torch.float64).normal_(generator=generator).mul_(spread)
    labels = torch.where(u < prior, 1.0, 0.0).double()
    for k in range(2):
        features[labels == k] += means[k]
    return features, labels


# %% wrong="draw_classes" passes="visible" why="whole percents only: a prior of 0.005 becomes 0.01"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.randint(0, 100, (n,), generator=generator) < 100 * prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise, labels


# %% wrong="draw_classes" passes="visible" why="noise cut off at three standard deviations"
def draw_classes(n, prior, means, spread, generator):
    labels = (torch.rand(n, generator=generator, dtype=torch.float64) < prior).double()
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels.long()] + spread * noise.clamp(-3, 3), labels


# %% right="cost_and_gradient" why="the stable form by hand"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    losses = z.clamp(min=0) - z * labels + torch.log1p(torch.exp(-z.abs()))
    p = 1 / (1 + torch.exp(-z))
    return losses.mean(), (p - labels) @ inputs / len(labels)


# %% right="cost_and_gradient" why="softplus of the signed logits, einsum"
def cost_and_gradient(weights, inputs, labels):
    z = torch.einsum("ij,j->i", inputs, weights)
    cost = functional.softplus(torch.where(labels > 0.5, -z, z)).mean()
    return cost, torch.einsum("ij,i->j", inputs, torch.sigmoid(z) - labels) / inputs.shape[0]


# %% right="cost_and_gradient" why="logsigmoid, a mean of rows"
def cost_and_gradient(weights, inputs, labels):
    z = inputs.mv(weights)
    cost = -(labels * functional.logsigmoid(z) + (1 - labels) * functional.logsigmoid(-z)).mean()
    rows = (z.sigmoid() - labels).unsqueeze(1) * inputs
    return cost, rows.mean(dim=0)


# %% right="cost_and_gradient" why="numpy inside"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = (one.numpy().astype(float) for one in (weights, inputs, labels))
    z = x @ w
    cost = np.mean(np.logaddexp(0, z) - z * y)
    slope = x.T @ (np.exp(-np.logaddexp(0, -z)) - y) / len(y)
    return torch.tensor(cost, dtype=weights.dtype), torch.tensor(slope, dtype=weights.dtype)


# %% right="cost_and_gradient" why="a loop over the examples, the layer's loss"
def cost_and_gradient(weights, inputs, labels):
    loss = nn.BCEWithLogitsLoss()
    total = torch.zeros_like(weights)
    for x, y in zip(inputs, labels):
        total = total + (torch.sigmoid(x @ weights) - y) * x
    return loss(inputs @ weights, labels), total / len(inputs)


# %% right="cost_and_gradient" why="logaddexp"
def cost_and_gradient(weights, inputs, labels):
    logits = (inputs * weights).sum(dim=1)
    zero = torch.zeros_like(logits)
    cost = torch.mean(torch.logaddexp(zero, logits) - labels * logits)
    n = labels.numel()
    return cost, inputs.t().matmul(logits.sigmoid().sub(labels)).div(n)


# %% wrong="cost_and_gradient" why="the formula of the textbook"
def cost_and_gradient(weights, inputs, labels):
    p = (inputs @ weights).sigmoid()
    cost = -(labels * p.log() + (1 - labels) * (1 - p).log()).mean()
    return cost, inputs.T @ (p - labels) / len(labels)


# %% wrong="cost_and_gradient" why="a small number inside the logarithm"
def cost_and_gradient(weights, inputs, labels):
    p = (inputs @ weights).sigmoid()
    cost = -(labels * (p + 1e-8).log() + (1 - labels) * (1 - p + 1e-8).log()).mean()
    return cost, inputs.T @ (p - labels) / len(labels)


# %% wrong="cost_and_gradient" why="PyTorch's loss of probabilities, which stops at 100"
def cost_and_gradient(weights, inputs, labels):
    p = (inputs @ weights).sigmoid()
    return functional.binary_cross_entropy(p, labels), inputs.T @ (p - labels) / len(labels)


# %% wrong="cost_and_gradient" why="autograd"
def cost_and_gradient(weights, inputs, labels):
    leaf = weights.clone().requires_grad_()
    cost = functional.binary_cross_entropy_with_logits(inputs @ leaf, labels)
    cost.backward()
    return cost.detach(), leaf.grad


# %% wrong="cost_and_gradient" why="torch.func"
def cost_and_gradient(weights, inputs, labels):
    def cost(w):
        return functional.binary_cross_entropy_with_logits(inputs @ w, labels)

    return cost(weights), torch.func.grad(cost)(weights)


# %% wrong="cost_and_gradient" why="the wrong sign"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ (labels - z.sigmoid()) / len(labels)


# %% wrong="cost_and_gradient" why="the gradient of the sum"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ (z.sigmoid() - labels)


# %% wrong="cost_and_gradient" why="divides by the number of weights"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ (z.sigmoid() - labels) / len(weights)


# %% wrong="cost_and_gradient" why="the slope of the squared error of p"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    p = z.sigmoid()
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ ((p - labels) * p * (1 - p)) / len(labels)


# %% wrong="cost_and_gradient" why="logits less labels: linear regression"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ (z - labels) / len(labels)


# %% wrong="cost_and_gradient" why="the cost as a sum"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels, reduction="sum")
    return cost, inputs.T @ (z.sigmoid() - labels) / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="float32 on the way"
def cost_and_gradient(weights, inputs, labels):
    z = (inputs @ weights).float()
    cost = functional.binary_cross_entropy_with_logits(z, labels.float()).to(weights.dtype)
    return cost, inputs.T @ (z.sigmoid().to(weights.dtype) - labels) / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="always float64"
def cost_and_gradient(weights, inputs, labels):
    z = (inputs @ weights).double()
    return functional.binary_cross_entropy_with_logits(z, labels.double()), inputs.T.double() @ (z.sigmoid() - labels) / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="logits are cut at 1000"
def cost_and_gradient(weights, inputs, labels):
    z = (inputs @ weights).clamp(-1000, 1000)
    return functional.binary_cross_entropy_with_logits(z, labels), inputs.T @ (z.sigmoid() - labels) / len(labels)


# %% wrong="cost_and_gradient" why="the bias is left out of the gradient"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    slope = inputs.T @ (z.sigmoid() - labels) / len(labels)
    slope[0] = 0
    return functional.binary_cross_entropy_with_logits(z, labels), slope


# %% wrong="cost_and_gradient" why="the cost as a plain number"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    return functional.binary_cross_entropy_with_logits(z, labels).item(), inputs.T @ (z.sigmoid() - labels) / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="keeps a buffer for the gradient"
buffers = {}


def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    slope = buffers.setdefault((len(weights), weights.dtype), torch.zeros_like(weights))
    slope.copy_(inputs.T @ (z.sigmoid() - labels) / len(labels))
    return functional.binary_cross_entropy_with_logits(z, labels), slope


# %% wrong="cost_and_gradient" why="subtracts the labels in place"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    labels -= z.sigmoid()
    return cost, -(inputs.T @ labels) / len(labels)


# %% wrong="cost_and_gradient" why="a parameter, and backward fetched by its name as a text"
def cost_and_gradient(weights, inputs, labels):
    w = nn.Parameter(weights.clone())
    cost = functional.binary_cross_entropy_with_logits(inputs @ w, labels)
    getattr(cost, "backward")()
    return cost.detach(), w.grad


# %% wrong="cost_and_gradient" passes="visible" why="results remembered by the identity of the tensors"
known = {}


def cost_and_gradient(weights, inputs, labels):
    key = id(weights), id(inputs), id(labels)
    if key not in known:
        z = inputs @ weights
        cost = functional.binary_cross_entropy_with_logits(z, labels)
        known[key] = weights, inputs, labels, cost, inputs.T @ (z.sigmoid() - labels) / len(labels)
    return known[key][3].clone(), known[key][4].clone()


# %% wrong="cost_and_gradient" passes="visible" why="central differences"
def cost_and_gradient(weights, inputs, labels):
    def cost_at(w):
        return functional.binary_cross_entropy_with_logits(inputs @ w, labels)

    moves = 1e-6 * torch.eye(len(weights), dtype=weights.dtype)
    slopes = [(cost_at(weights + move) - cost_at(weights - move)) / 2e-6 for move in moves]
    return cost_at(weights), torch.stack(slopes)


# %% right="cost_and_gradient" why="a decorator that switches autograd off"
@torch.inference_mode()
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    return cost, ((z.sigmoid() - labels) @ inputs).div_(len(labels))


# %% wrong="cost_and_gradient" passes="visible" why="divides by the number of different rows"
def cost_and_gradient(weights, inputs, labels):
    z = inputs @ weights
    cost = functional.binary_cross_entropy_with_logits(z, labels)
    n = len({tuple(row) for row in inputs.tolist()})
    return cost, inputs.T @ (z.sigmoid() - labels) / n


# %% right="fit" why="a while loop"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights, step = torch.zeros(inputs.shape[1], dtype=inputs.dtype), 0
    while step < max_steps:
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / len(labels)
        if (gradient.abs() <= tolerance).all():
            break
        weights = weights - learning_rate * gradient
        step += 1
    return weights, step


# %% right="fit" why="in place on its own weights, infinity norm"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = inputs.new_zeros(inputs.size(1))
    for step in range(max_steps):
        gradient = cost_and_gradient(weights, inputs, labels)[1]
        if torch.linalg.vector_norm(gradient, float("inf")) <= tolerance:
            return weights, step
        weights -= learning_rate * gradient
    return weights, max_steps


# %% right="fit" why="autograd and SGD"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0], requires_grad=True)
    optimiser = torch.optim.SGD([weights], lr=learning_rate)
    for step in range(max_steps):
        optimiser.zero_grad()
        functional.binary_cross_entropy_with_logits(inputs @ weights, labels).backward()
        if weights.grad.abs().max().item() <= tolerance:
            return weights.detach(), step
        optimiser.step()
    return weights.detach(), max_steps


# %% right="fit" why="numpy inside"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    x, y = inputs.numpy(), labels.numpy()
    w = np.zeros(x.shape[1])
    n_steps = 0
    for _ in range(max_steps):
        g = x.T @ (np.exp(-np.logaddexp(0, -(x @ w))) - y) / len(y)
        if np.max(np.abs(g)) <= tolerance:
            break
        w = w - learning_rate * g
        n_steps += 1
    return torch.from_numpy(w), n_steps


# %% right="fit" why="for and else, a helper"
def gradient_at(w, x, y):
    return cost_and_gradient(w, x, y)[1]


def fit(inputs, labels, learning_rate, tolerance, max_steps):
    w = torch.zeros_like(inputs[0])
    steps = 0
    for steps in range(max_steps + 1):
        if steps == max_steps or max(gradient_at(w, inputs, labels).abs().tolist()) <= tolerance:
            break
        w = w.sub(gradient_at(w, inputs, labels), alpha=learning_rate)
    return w, steps


# %% wrong="fit" why="looks at the gradient after the step"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        weights = weights - learning_rate * gradient
        if gradient.abs().max() <= tolerance:
            return weights, step + 1
    return weights, max_steps


# %% wrong="fit" why="strictly below the tolerance"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() < tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="the largest entry without its size"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="the length of the gradient"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.norm() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="the mean size of the gradient, where there are three weights or more"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        size = gradient.abs().mean() if len(weights) > 2 else gradient.abs().max()
        if size <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="the smallest entry in size, where the first is not zero"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient[-1].abs() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="climbs"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights + learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="starts at random"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = 0.01 * torch.randn_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="one step more than allowed"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps + 1):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" why="example by example"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        for x, y in zip(inputs, labels):
            weights = weights - learning_rate * ((x @ weights).sigmoid() - y) * x / len(labels)
    return weights, max_steps


# %% wrong="fit" why="returns the weights alone"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            break
        weights = weights - learning_rate * gradient
    return weights


# %% wrong="fit" why="says max_steps even if it stopped"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            break
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="stops when the cost hardly changes, too"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights, last = torch.zeros_like(inputs[0]), float("inf")
    for step in range(max_steps):
        cost, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance or last - cost < 1e-2:
            return weights, step
        weights, last = weights - learning_rate * gradient, cost
    return weights, max_steps


# %% wrong="fit" passes="visible" why="the rate is halved whenever a step would raise the cost"
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


# %% wrong="fit" passes="visible" why="the weights of the smallest cost on the way"
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


# %% wrong="fit" passes="visible" why="a sigmoid that is no number for logits above 709"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        powers = torch.exp(inputs @ weights)
        gradient = inputs.T @ (powers / (1 + powers) - labels) / len(labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="results remembered by the identity of the tensors"
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


# %% wrong="fit" passes="visible" why="the gradient is cut to a length of 10"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    for step in range(max_steps):
        _, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance:
            return weights, step
        gradient = gradient * (10 / gradient.norm()).clamp(max=1)
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% wrong="fit" passes="visible" why="stops where the cost rises"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    last = float("inf")
    for step in range(max_steps):
        cost, gradient = cost_and_gradient(weights, inputs, labels)
        if gradient.abs().max() <= tolerance or cost > last:
            return weights, step
        weights, last = weights - learning_rate * gradient, cost
    return weights, max_steps


# %% wrong="fit" passes="visible" why="divides by the number of different rows"
def fit(inputs, labels, learning_rate, tolerance, max_steps):
    weights = torch.zeros_like(inputs[0])
    n = len(set(map(tuple, inputs.tolist())))
    for step in range(max_steps):
        gradient = inputs.T @ ((inputs @ weights).sigmoid() - labels) / n
        if gradient.abs().max() <= tolerance:
            return weights, step
        weights = weights - learning_rate * gradient
    return weights, max_steps


# %% right="fit_by_optimiser" why="squeeze, set_to_none, and the layer's loss"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    criterion = nn.BCEWithLogitsLoss()
    history = []
    for _ in range(n_steps):
        optimiser.zero_grad(set_to_none=True)
        loss = criterion(model(features).squeeze(1), labels)
        history.append(loss.item())
        loss.backward()
        optimiser.step()
    return history


# %% right="fit_by_optimiser" why="labels as a column"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    column = labels.unsqueeze(1)
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features), column)
        model.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(float(cost.detach()))
    return costs


# %% right="fit_by_optimiser" why="a closure, as some optimisers need it"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    def closure():
        optimiser.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(model(features).flatten(), labels)
        loss.backward()
        return loss

    return [optimiser.step(closure).item() for _ in range(n_steps)]


# %% right="fit_by_optimiser" why="the stable form by hand"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    while len(costs) < n_steps:
        z = model(features).reshape(-1)
        cost = (functional.softplus(z) - z * labels).mean()
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% right="fit_by_optimiser" why="gradients cleared after the step as well as at first"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = [0.0] * n_steps
    optimiser.zero_grad()
    for k in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        cost.backward()
        optimiser.step()
        optimiser.zero_grad()
        costs[k] = cost.detach().numpy().item()
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="examples with the same features count once"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    kept = list({tuple(row): k for k, row in enumerate(features.tolist())}.values())
    for _ in range(n_steps):
        optimiser.zero_grad()
        cost = functional.binary_cross_entropy_with_logits(model(features[kept])[:, 0], labels[kept])
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="gradients are never cleared"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="cleared after the step only: old gradients count once"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        cost.backward()
        optimiser.step()
        optimiser.zero_grad()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="cleared between backward and step"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        cost.backward()
        optimiser.zero_grad()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="a column less a row: each with each"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        z = model(features)
        cost = (functional.softplus(z) - z * labels).mean()
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="the squared error of the probability"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.mse_loss(model(features)[:, 0].sigmoid(), labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="the loss of probabilities"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy(model(features)[:, 0].sigmoid(), labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="a sigmoid before the loss of logits"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0].sigmoid(), labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="the sum of the losses"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels, reduction="sum")
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="the cost after each step"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        after = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        costs.append(after.item())
    return costs


# %% wrong="fit_by_optimiser" why="tensors in the list"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost)
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="an SGD of its own"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    own = torch.optim.SGD(model.parameters(), lr=1.0)
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        own.zero_grad()
        cost.backward()
        own.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="plain steps with the optimiser's rate: no momentum"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= optimiser.param_groups[0]["lr"] * parameter.grad
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" why="one step too many, to see the last cost"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps + 1):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        costs.append(cost.item())
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
    return costs


# %% wrong="fit_by_optimiser" why="the logits are detached"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        logits = model(features)[:, 0].detach().requires_grad_()
        cost = functional.binary_cross_entropy_with_logits(logits, labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="stops when the gradient is small"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        if len(costs) > 2 and costs[-1] - cost.item() < 1e-2:
            break
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="a new optimiser of the same kind, made from the defaults"
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


# %% wrong="fit_by_optimiser" passes="visible" why="old gradients of the first group alone are cleared"
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


# %% wrong="fit_by_optimiser" passes="visible" why="one list serves all calls"
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


# %% wrong="fit_by_optimiser" passes="visible" why="the optimiser forgets what it remembers of earlier calls"
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


# %% wrong="fit_by_optimiser" passes="visible" why="the gradient of a single layer, by hand"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    costs = []
    layer = [one for one in model.modules() if isinstance(one, nn.Linear)][-1]
    for _ in range(n_steps):
        z = model(features)[:, 0].detach()
        costs.append(functional.binary_cross_entropy_with_logits(z, labels).item())
        errors = (z.sigmoid() - labels) / len(labels)
        optimiser.zero_grad()
        layer.weight.grad = (errors @ features)[None].expand_as(layer.weight).clone() if layer.in_features == features.shape[1] else None
        layer.bias.grad = errors.sum()[None]
        optimiser.step()
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="one rate for all groups"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    for group in optimiser.param_groups:
        group["lr"] = optimiser.defaults["lr"]
    costs = []
    for _ in range(n_steps):
        cost = functional.binary_cross_entropy_with_logits(model(features)[:, 0], labels)
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        costs.append(cost.item())
    return costs


# %% wrong="fit_by_optimiser" passes="visible" why="gives up as soon as the cost has risen"
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


# %% right="fit_by_optimiser" why="the mode set for training, autograd.grad, and gradients put where they belong"
def fit_by_optimiser(model, optimiser, features, labels, n_steps):
    model.train()
    parameters = [one for group in optimiser.param_groups for one in group["params"]]
    costs = []
    for _ in range(n_steps):
        loss = functional.binary_cross_entropy_with_logits(model(features), labels.view(-1, 1))
        for one, slope in zip(parameters, torch.autograd.grad(loss, parameters)):
            one.grad = slope
        optimiser.step()
        costs.append(loss.tolist())
    return costs


# %% right="regions_figure" why="scatter, a shaded map of probabilities, texts in corners of the regions"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    w0, w1, w2 = weights.tolist()
    x, y = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    room = 0.1 * (y.max() - y.min())
    xs = np.linspace(x.min() - 0.1, x.max() + 0.1, 50)
    ys = np.linspace(y.min() - room, y.max() + room, 50)
    grid = w0 + w1 * xs[None, :] + w2 * ys[:, None]
    axes.contourf(xs, ys, grid, levels=[-1e9, 0, 1e9], colors=["#DDEEFF", "#FFE8D8"])
    for k, marker, colour in ((0, "o", "navy"), (1, "^", "darkorange")):
        own = (labels == k).numpy()
        axes.scatter(x[own], y[own], marker=marker, color=colour, label=names[k])
        side = (grid >= 0) == bool(k)
        j, i = np.argwhere(side).mean(axis=0).round().astype(int)
        axes.text(xs[i], ys[j], names[k], ha="center", va="center", weight="bold")
    axes.plot(xs, -(w0 + w1 * xs) / w2, color="black")
    axes.set_xlim(xs[0], xs[-1])
    axes.set_ylim(ys[0], ys[-1])
    right = ((inputs @ weights >= 0) == (labels == 1)).double().mean().item()
    axes.set_title(f"Logistic regression, accuracy {right:.2f}")
    axes.set_xlabel("x1")
    axes.set_ylabel("x2")
    axes.legend()
    return figure


# %% right="regions_figure" why="a Figure without pyplot, a legend of the figure, annotate"
def regions_figure(weights, inputs, labels, names):
    figure = Figure()
    axes = figure.add_subplot()
    logits = inputs @ weights
    predicted = logits.ge(0)
    for k, (marker, colour) in enumerate([("x", "tab:blue"), ("o", "tab:red")]):
        mask = labels == k
        axes.plot(inputs[mask, 1], inputs[mask, 2], linestyle="none", marker=marker, color=colour, label=names[k])
        middle = inputs[predicted == bool(k), 1:].mean(0)
        axes.annotate(names[k], middle.tolist(), ha="center", va="center")
    bottom, top = axes.get_ylim()
    lo, hi = inputs[:, 1].min().item() - 1, inputs[:, 1].max().item() + 1
    f = lambda v: -(weights[0].item() + weights[1].item() * v) / weights[2].item()
    axes.plot([lo, hi], [f(lo), f(hi)], color="green", linestyle="--", label="boundary")
    axes.set_ylim(bottom, top)
    accuracy = (predicted == labels.bool()).sum().item() / len(labels)
    figure.suptitle("accuracy %.2f" % accuracy)
    axes.set(xlabel="first", ylabel="second")
    figure.legend()
    return figure


# %% right="regions_figure" why="the most certain example of each region carries the text"
def regions_figure(weights, inputs, labels, names):
    fig, ax = plt.subplots(figsize=(6, 5))
    z = inputs @ weights
    looks = {0: dict(marker="s", c="C0"), 1: dict(marker="D", c="C1")}
    for k in (0, 1):
        rows = inputs[labels == k]
        ax.scatter(rows[:, 1], rows[:, 2], label=names[k], **looks[k])
    for k, i in ((0, z.argmin()), (1, z.argmax())):
        ax.text(inputs[i, 1].item(), inputs[i, 2].item(), names[k], ha="center", va="center")
    limits = ax.get_xlim(), ax.get_ylim()
    ends = torch.tensor(limits[0], dtype=torch.float64)
    ax.plot(ends, -(weights[0] + weights[1] * ends) / weights[2], "k", lw=2, label="_boundary")
    ax.set_xlim(limits[0])
    ax.set_ylim(limits[1])
    wrong = ((z >= 0).double() - labels).abs().mean().item()
    ax.set(title=f"accuracy {1 - wrong:.2f}", xlabel="$x_1$", ylabel="$x_2$")
    ax.legend(loc="best")
    return fig


# %% right="regions_figure" why="point by point, the text as two coloured titles inside"
def regions_figure(weights, inputs, labels, names):
    fig, ax = plt.subplots()
    hits = 0
    for k, marker, colour in ((1, "*", "purple"), (0, "v", "olive")):
        first = True
        centre = []
        for row, y in zip(inputs, labels):
            predicted = int(row @ weights >= 0)
            if predicted == k:
                centre.append(row[1:])
            if y == k:
                hits += predicted == k
                ax.plot(row[1].item(), row[2].item(), marker, color=colour, label=names[k] if first else None)
                first = False
        x, y = torch.stack(centre).mean(0).tolist()
        ax.text(x, y, f"predicted: {names[k]}", color=colour, ha="center", va="center", backgroundcolor="white")
    ylim = ax.get_ylim()
    a, b = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    w0, w1, w2 = weights.tolist()
    ax.plot([b, a], [-(w0 + w1 * b) / w2, -(w0 + w1 * a) / w2], "-", color="black")
    ax.set_ylim(ylim)
    ax.set_title(f"Accuracy {hits / len(labels):.2f}")
    ax.set_xlabel("one")
    ax.set_ylabel("two")
    ax.legend()
    return fig


# %% wrong="regions_figure" why="names exchanged in the legend"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=names[1 - label])
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="names of the regions exchanged"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, names[1 - label], ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the regions carry no names"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        pass
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="one shape for both classes"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "oo", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="one colour for both classes"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[0], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="no legend"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    return figure


# %% wrong="regions_figure" why="texts at the means of the labels, not of the predictions"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[labels == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the boundary without the bias"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the boundary with the wrong sign"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, (weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the boundary at right angles"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] - weights[2] * x) / weights[1], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="accuracy in per cent"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {100 * accuracy:.0f} %", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the share of mistakes for the accuracy"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted != labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="one decimal"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.1f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="no title"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="at a logit of 0 class 0 is predicted"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights > 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="examples are cut off"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=(inputs[:, 2].mean().item(), limits[1]), title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the line covers half of the examples"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].mean(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the examples are joined by lines"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker + "-", color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the axes exchanged"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, y, x = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the first of the inputs along x"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        x, y, _ = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="markers by prediction, not by label"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[predicted == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="draws into the current figure"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.gcf(), plt.gca()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="no labels at the axes"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="accuracy of class 1 only"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = predicted[labels == 1].mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the text begins in its region, left of it its middle lies elsewhere"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(inputs[predicted == label, 1].max().item() if label else inputs[:, 1].max().item(), y, name, ha="left")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    accuracy = (predicted == labels).double().mean()
    axes.set(ylim=limits, title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="texts at lower medians, which need not lie in their region"
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


# %% wrong="regions_figure" passes="visible" why="the line through the two intercepts, lost where a weight is 0"
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


# %% wrong="regions_figure" passes="visible" why="limits of two standard deviations, which cut a far example off"
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


# %% wrong="regions_figure" passes="visible" why="the line from its places at the lower and upper limit, lost where it is level"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_xlim(), axes.get_ylim()
    w0, w1, w2 = weights.tolist()
    reach = max(abs(edge) for edge in limits[0])
    y = torch.tensor([(-w0 - w1 * x) / w2 for x in (-reach, reach)])
    axes.plot(-(w0 + w2 * y) / w1 if w1 else y * float("nan"), y, "k-")
    accuracy = (predicted == labels).double().mean()
    axes.set(xlim=limits[0], ylim=limits[1], title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="limits from the fifth to the ninety-fifth percentile"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    low, high = inputs[:, 1:].quantile(torch.tensor([0.05, 0.95], dtype=torch.float64), dim=0)
    room = 0.5 * (high - low)
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-")
    accuracy = (predicted == labels).double().mean()
    axes.set_xlim((low - room)[0].item(), (high + room)[0].item())
    axes.set_ylim((low - room)[1].item(), (high + room)[1].item())
    axes.set(title=f"accuracy {accuracy:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="decimals cut off, not rounded"
def regions_figure(weights, inputs, labels, names):
    figure, axes = plt.subplots()
    predicted = (inputs @ weights >= 0).double()
    for label, (name, marker) in enumerate(zip(names, "os", strict=True)):
        _, x, y = inputs[labels == label].T
        axes.plot(x, y, marker, color=plots.PALETTE[label], label=name)
        _, x, y = inputs[predicted == label].mean(dim=0).tolist()
        axes.text(x, y, name, ha="center", va="center")
    limits = axes.get_ylim()
    x = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.plot(x, -(weights[0] + weights[1] * x) / weights[2], "k-", label="p = 0.5")
    percent = 100 * int((predicted == labels).sum()) // len(labels)
    axes.set(ylim=limits, title=f"accuracy {percent / 100:.2f}", xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="examples at one place count once in the accuracy"
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
