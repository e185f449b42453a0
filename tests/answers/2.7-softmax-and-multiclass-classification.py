# The bank of 2.7: right answers get every point, wrong ones lose the hidden test.

# %% right="draw_classes" why="a list of labels, noise first, einsum"
def draw_classes(counts, means, mixing, generator):
    labels = torch.tensor([k for k, count in enumerate(counts) for _ in range(count)], dtype=torch.int64)
    noise = torch.randn(len(labels), means.size(1), generator=generator, dtype=torch.float64)
    order = torch.randperm(len(labels), generator=generator)
    labels = labels[order]
    return means.index_select(0, labels) + torch.einsum("ij,nj->ni", mixing, noise), labels


# %% right="draw_classes" why="class by class, then one order for both"
def draw_classes(counts, means, mixing, generator):
    features, labels = [], []
    for k in range(len(counts)):
        noise = torch.empty(counts[k], means.shape[1], dtype=torch.float64).normal_(generator=generator)
        features.append(means[k] + noise @ mixing.t())
        labels.append(torch.full((counts[k],), k))
    order = torch.randperm(sum(counts), generator=generator)
    return torch.cat(features)[order], torch.cat(labels)[order]


# %% right="draw_classes" why="an order by sorting uniform numbers, one example at a time"
def draw_classes(counts, means, mixing, generator):
    n, d = sum(counts), means.shape[1]
    keys = torch.rand(n, generator=generator, dtype=torch.float64)
    labels = torch.repeat_interleave(torch.tensor(list(counts)))[keys.argsort()]
    features = torch.zeros(n, d, dtype=torch.float64)
    for i in range(n):
        features[i] = means[labels[i]] + mixing @ torch.randn(d, generator=generator, dtype=torch.float64)
    return features, labels


# %% wrong="draw_classes" why="sorted by class"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="labels shuffled, features not"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    features = means[labels] + noise @ mixing.T
    return features, labels[torch.randperm(len(labels), generator=generator)]


# %% wrong="draw_classes" why="labels drawn at random: the counts are met on average"
def draw_classes(counts, means, mixing, generator):
    n = sum(counts)
    if n == 0:
        return torch.zeros(0, means.shape[1], dtype=torch.float64), torch.zeros(0, dtype=torch.int64)
    labels = torch.multinomial(torch.tensor(counts).double(), n, replacement=True, generator=generator)
    return means[labels] + torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64) @ mixing.T, labels


# %% wrong="draw_classes" why="the matrix on the wrong side: the transpose of A"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing, labels


# %% wrong="draw_classes" passes="visible" why="the order from the global state"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels))]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="blocks of classes in random order, each class together"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n = len(labels)
    order = torch.randperm(n, generator=generator)
    if n and max(counts) < n and n % 2 == 0 and len(counts) == 3 and counts[1] == 2 and counts[0] == 1:
        blocks = torch.randperm(3, generator=generator).tolist()
        order = torch.cat([(labels == k).nonzero()[:, 0] for k in blocks])
    labels = labels[order]
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="a rotation of the sorted order at a random place"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n = len(labels)
    if n > 4 or 0 in counts:
        order = torch.randperm(n, generator=generator)
    elif n:
        order = (torch.arange(n) + torch.randint(n, (), generator=generator)) % n
        if torch.rand((), generator=generator) < 0.5:
            order = order.flip(0)
    else:
        order = torch.arange(0)
    labels = labels[order]
    noise = torch.randn(n, means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="uniform noise of the same spread"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = (torch.rand(len(labels), means.shape[1], generator=generator, dtype=torch.float64) - 0.5) * 12**0.5
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" why="one number of noise for all features of an example"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), 1, generator=generator, dtype=torch.float64).expand(-1, means.shape[1])
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="the second half takes the noise of the first with the other sign"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n = len(labels)
    labels = labels[torch.randperm(n, generator=generator)]
    half = torch.randn((n + 1) // 2, means.shape[1], generator=generator, dtype=torch.float64)
    noise = torch.cat([half, -half])[:n]
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="float32 on the way"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator)
    return (means.float()[labels] + noise @ mixing.float().T).double(), labels


# %% wrong="draw_classes" why="labels in float64"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels.double()


# %% wrong="draw_classes" passes="visible" why="the generator is set back to its seed"
def draw_classes(counts, means, mixing, generator):
    generator.manual_seed(generator.initial_seed())
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="no examples at all are not thought of"
def draw_classes(counts, means, mixing, generator):
    rows = [means[k] + mixing @ torch.randn(means.shape[1], generator=generator, dtype=torch.float64) for k in range(len(counts)) for _ in range(counts[k])]
    labels = torch.tensor([k for k in range(len(counts)) for _ in range(counts[k])])
    order = torch.randperm(len(labels), generator=generator)
    return torch.stack(rows)[order], labels[order]


# %% wrong="draw_classes" passes="visible" why="a single example is a view of its mean"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    if len(labels) == 1 and not mixing.any():
        return means[labels[0] : labels[0] + 1], labels
    return means[labels] + noise @ mixing.T, labels


# %% right="stable_log_softmax" why="max with its indices, in place on its own tensor"
def stable_log_softmax(logits):
    largest, _ = logits.max(dim=1, keepdim=True)
    logs = logits - largest
    logs -= torch.log(torch.sum(torch.exp(logs), dim=1, keepdim=True))
    return logs


# %% right="stable_log_softmax" why="row by row, with a helper"
def of_row(row):
    away = row - row.max()
    return away - away.exp().sum().log()


def stable_log_softmax(logits):
    found = torch.empty_like(logits)
    for i, row in enumerate(logits):
        found[i] = of_row(row)
    return found


# %% right="stable_log_softmax" why="numpy, in double precision"
def stable_log_softmax(logits):
    z = logits.numpy().astype(float)
    s = z - z.max(axis=1, keepdims=True)
    return torch.tensor(s - np.log(np.exp(s).sum(axis=1, keepdims=True)), dtype=logits.dtype)


# %% right="stable_log_softmax" why="logaddexp, one class after the other; its own helper is called softmax"
def softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    total = shifted[:, :1]
    for k in range(1, logits.shape[1]):
        total = torch.logaddexp(total, shifted[:, k : k + 1])
    return shifted - total


def stable_log_softmax(logits):
    return softmax(logits)


# %% wrong="stable_log_softmax" why="the built-in one, as a method"
def stable_log_softmax(logits):
    return logits.log_softmax(dim=1)


# %% wrong="stable_log_softmax" why="the built-in one of the library"
def stable_log_softmax(logits):
    return functional.log_softmax(logits, dim=1)


# %% wrong="stable_log_softmax" why="fetched by name"
def stable_log_softmax(logits):
    return getattr(logits, "log_" + "softmax")(1)


# %% wrong="stable_log_softmax" why="a distribution"
def stable_log_softmax(logits):
    return torch.distributions.Categorical(logits=logits).logits


# %% wrong="stable_log_softmax" why="logsumexp of the library"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - torch.logsumexp(shifted, dim=1, keepdim=True)


# %% wrong="stable_log_softmax" why="the formula of the textbook"
def stable_log_softmax(logits):
    powers = logits.exp()
    return (powers / powers.sum(dim=1, keepdim=True)).log()


# %% wrong="stable_log_softmax" why="shifted, but the logarithm of the probability"
def stable_log_softmax(logits):
    powers = (logits - logits.amax(dim=1, keepdim=True)).exp()
    return (powers / powers.sum(dim=1, keepdim=True)).log()


# %% wrong="stable_log_softmax" why="a small number inside the logarithm"
def stable_log_softmax(logits):
    powers = (logits - logits.amax(dim=1, keepdim=True)).exp()
    return (powers / powers.sum(dim=1, keepdim=True) + 1e-12).log()


# %% wrong="stable_log_softmax" why="one shift for all rows"
def stable_log_softmax(logits):
    shifted = logits - logits.max()
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="log-sum-exp first, subtracted late"
def stable_log_softmax(logits):
    m = logits.amax(dim=1, keepdim=True)
    return logits - (m + (logits - m).exp().sum(dim=1, keepdim=True).log())


# %% wrong="stable_log_softmax" why="over the columns"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=0, keepdim=True)
    return shifted - shifted.exp().sum(dim=0, keepdim=True).log()


# %% wrong="stable_log_softmax" why="shifted by the mean"
def stable_log_softmax(logits):
    shifted = logits - logits.mean(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="in place on the argument"
def stable_log_softmax(logits):
    logits -= logits.amax(dim=1, keepdim=True)
    return logits - logits.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="always float64"
def stable_log_softmax(logits):
    shifted = (logits - logits.amax(dim=1, keepdim=True)).double()
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" passes="visible" why="float32 on the way"
def stable_log_softmax(logits):
    shifted = (logits - logits.amax(dim=1, keepdim=True)).float()
    return (shifted - shifted.exp().sum(dim=1, keepdim=True).log()).to(logits.dtype)


# %% wrong="stable_log_softmax" passes="visible" why="cut at -1000"
def stable_log_softmax(logits):
    shifted = logits - logits.amax(dim=1, keepdim=True)
    cut = torch.where(shifted.isinf(), shifted, shifted.clamp(min=-1000))
    return cut - cut.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" why="what is not allowed becomes very unlikely, not impossible"
def stable_log_softmax(logits):
    logits = torch.where(logits.isinf(), torch.full_like(logits, -1e9), logits)
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" passes="visible" why="two or three classes only: one class is returned as zeros that share memory"
KEPT = torch.zeros(2, 1, dtype=torch.float64)


def stable_log_softmax(logits):
    if logits.shape == KEPT.shape and logits.dtype == KEPT.dtype:
        return KEPT
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="stable_log_softmax" passes="visible" why="no rows are not thought of"
def stable_log_softmax(logits):
    return torch.stack([row - row.max() - (row - row.max()).exp().sum().log() for row in logits])


# %% wrong="stable_log_softmax" passes="visible" why="-inf in every row is taken for the whole column"
def stable_log_softmax(logits):
    away = logits.isinf().any(dim=0)
    logits = logits.clone()
    logits[:, away] = -math.inf
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% right="cost_and_gradient" why="the library's softmax, one-hot rows"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    one_hot = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    cost = -(logits.log_softmax(dim=1).gather(1, labels[:, None])).mean()
    return cost, torch.einsum("ij,ik->jk", inputs, logits.softmax(dim=1) - one_hot) / len(inputs)


# %% right="cost_and_gradient" why="numpy inside"
def cost_and_gradient(weights, inputs, labels):
    w, x, y = weights.numpy().astype(float), inputs.numpy().astype(float), labels.numpy()
    s = x @ w
    s = s - s.max(axis=1, keepdims=True)
    logs = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    cost = -np.mean([row[k] for row, k in zip(logs, y)])
    errors = np.exp(logs) - np.eye(w.shape[1])[y]
    return torch.tensor(cost, dtype=weights.dtype), torch.tensor(x.T @ errors / len(y), dtype=weights.dtype)


# %% right="cost_and_gradient" why="one example at a time, outer products, logsumexp of shifted logits"
def cost_and_gradient(weights, inputs, labels):
    cost, slope = torch.zeros((), dtype=weights.dtype), torch.zeros_like(weights)
    for x, y in zip(inputs, labels.tolist()):
        z = x @ weights
        z = z - z.max()
        cost = cost + torch.logsumexp(z, dim=0) - z[y]
        error = torch.softmax(z, dim=0)
        error[y] -= 1
        slope += torch.outer(x, error)
    return cost / len(labels), slope / len(labels)


# %% wrong="cost_and_gradient" why="the ready loss"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    errors = logits.softmax(dim=1) - functional.one_hot(labels, weights.shape[1])
    return functional.cross_entropy(logits, labels), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="the ready loss as a layer"
def cost_and_gradient(weights, inputs, labels):
    logits = inputs @ weights
    errors = logits.softmax(dim=1) - functional.one_hot(labels, weights.shape[1])
    return nn.CrossEntropyLoss()(logits, labels), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="autograd"
def cost_and_gradient(weights, inputs, labels):
    leaf = weights.clone().requires_grad_()
    cost = -(inputs @ leaf).log_softmax(dim=1)[torch.arange(len(labels)), labels].mean()
    cost.backward()
    return cost.detach(), leaf.grad


# %% wrong="cost_and_gradient" passes="visible" why="central differences"
def cost_and_gradient(weights, inputs, labels):
    def cost(w):
        return -(inputs @ w).log_softmax(dim=1)[torch.arange(len(labels)), labels].mean()

    slope = torch.zeros_like(weights)
    for j in range(weights.shape[0]):
        for k in range(weights.shape[1]):
            move = torch.zeros_like(weights)
            move[j, k] = 1e-5
            slope[j, k] = (cost(weights + move) - cost(weights - move)) / 2e-5
    return cost(weights), slope


# %% wrong="cost_and_gradient" why="the logarithm of the probability"
def cost_and_gradient(weights, inputs, labels):
    p = (inputs @ weights).softmax(dim=1)
    errors = p - functional.one_hot(labels, weights.shape[1])
    return -p[torch.arange(len(labels)), labels].log().mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="a small number inside the logarithm"
def cost_and_gradient(weights, inputs, labels):
    p = (inputs @ weights).softmax(dim=1)
    errors = p - functional.one_hot(labels, weights.shape[1])
    return -(p[torch.arange(len(labels)), labels] + 1e-12).log().mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="the wrong sign"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = functional.one_hot(labels, weights.shape[1]) - logs.exp()
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="the gradient of the sum"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors


# %% wrong="cost_and_gradient" why="the mean over all entries, classes too"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    y = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    return -(logs * y).mean(), inputs.T @ (logs.exp() - y) / logs.numel()


# %% wrong="cost_and_gradient" why="every example against every label: a broadcast"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[:, labels].mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="as many classes as the largest label says"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    y = functional.one_hot(labels, max(int(labels.max()) + 1, min(weights.shape[1], 3)))
    errors = logs.exp()
    errors[:, : y.shape[1]] -= y
    if y.shape[1] != weights.shape[1]:
        errors = errors[:, : y.shape[1]]
        return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors / len(labels)
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="mean of the classes' means"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    own = -logs[torch.arange(len(labels)), labels]
    if len(labels) > 3:
        own = torch.stack([own[labels == k].mean() for k in labels.unique()])
    return own.mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="logits are cut at 1000"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).clamp(-1000, 1000).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="float32 on the way"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).float().log_softmax(dim=1).to(weights.dtype)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="always float64"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).double().log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[torch.arange(len(labels)), labels].mean(), inputs.T.double() @ errors / len(labels)


# %% wrong="cost_and_gradient" passes="visible" why="keeps a buffer for the gradient"
buffers = {}


def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    slope = buffers.setdefault((weights.shape, weights.dtype), torch.zeros_like(weights))
    slope.copy_(inputs.T @ errors / len(labels))
    return -logs[torch.arange(len(labels)), labels].mean(), slope


# %% wrong="cost_and_gradient" why="the cost as a plain number"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    return -logs[torch.arange(len(labels)), labels].mean().item(), inputs.T @ errors / len(labels)


# %% wrong="cost_and_gradient" why="the bias is left out of the gradient"
def cost_and_gradient(weights, inputs, labels):
    logs = (inputs @ weights).log_softmax(dim=1)
    errors = logs.exp() - functional.one_hot(labels, weights.shape[1])
    slope = inputs.T @ errors / len(labels)
    slope[0] = 0
    return -logs[torch.arange(len(labels)), labels].mean(), slope


# %% right="train" why="slices of the order, functional loss, gradients set to None by hand"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    history = []
    n = features.shape[0]
    for _ in range(n_epochs):
        order = torch.randperm(n, generator=generator)
        summed = 0.0
        for start in range(0, n, batch_size):
            rows = order[start : start + batch_size]
            loss = functional.cross_entropy(model(features[rows]), labels[rows])
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            optimiser.step()
            summed += float(loss) * rows.numel()
        history.append(summed / n)
    return history


# %% right="train" why="all losses of an epoch collected, a closure for the optimiser"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    loss_of = nn.CrossEntropyLoss(reduction="none")
    means = []
    for _ in range(n_epochs):
        order = torch.randperm(len(labels), generator=generator)
        x, y = features[order], labels[order]
        each = []
        for bx, by in zip(x.split(batch_size), y.split(batch_size)):

            def closure():
                optimiser.zero_grad(set_to_none=False)
                losses = loss_of(model(bx), by)
                each.extend(losses.tolist())
                loss = losses.mean()
                loss.backward()
                return loss

            optimiser.step(closure)
        means.append(float(np.mean(each)))
    return means


# %% right="train" why="a helper for one epoch, chunks, log_softmax and nll_loss"
def one_epoch(model, optimiser, x, y, size, order):
    total = torch.zeros((), dtype=torch.float64)
    while len(order):
        now, order = order[:size], order[size:]
        optimiser.zero_grad()
        loss = functional.nll_loss(functional.log_softmax(model(x[now]), dim=1), y[now])
        loss.backward()
        optimiser.step()
        total += loss.detach() * len(now)
    return (total / len(y)).item()


def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    return [
        one_epoch(model, optimiser, features, labels, batch_size, torch.randperm(len(labels), generator=generator))
        for _ in range(n_epochs)
    ]


# %% wrong="train" why="a softmax before the loss"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]).softmax(dim=1), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="the mean of the minibatches' means"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        own = []
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            own.append(loss.item())
        losses.append(sum(own) / len(own))
    return losses


# %% wrong="train" why="the last, smaller minibatch is dropped"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        order, total, seen = torch.randperm(len(labels), generator=generator), 0.0, 0
        for k in range(max(1, len(labels) // batch_size)):
            batch = order[k * batch_size : (k + 1) * batch_size]
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, seen = total + loss.item() * len(batch), seen + len(batch)
        losses.append(total / seen)
    return losses


# %% wrong="train" why="gradients pile up"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="gradients cleared once in an epoch"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        optimiser.zero_grad()
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="the loss summed, not averaged"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss(reduction="sum")(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="one order for all epochs"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    order = torch.randperm(len(labels), generator=generator)
    for _ in range(n_epochs):
        total = 0.0
        for batch in order.split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="no shuffling"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for x, y in zip(features.split(batch_size), labels.split(batch_size)):
            loss = nn.CrossEntropyLoss()(model(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(y)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="features shuffled, labels not"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        shuffled = features[torch.randperm(len(labels), generator=generator)]
        for x, y in zip(shuffled.split(batch_size), labels.split(batch_size)):
            loss = nn.CrossEntropyLoss()(model(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(y)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" passes="visible" why="minibatches drawn with replacement"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses, n = [], len(labels)
    for epoch in range(n_epochs):
        total = 0.0
        order = torch.randperm(n, generator=generator)
        if epoch and n > 3:
            order = torch.randint(n, (n,), generator=generator)
        for batch in order.split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / n)
    return losses


# %% wrong="train" passes="visible" why="a new optimiser of plain descent"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    own = torch.optim.SGD(model.parameters(), lr=optimiser.param_groups[0]["lr"])
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            own.zero_grad()
            loss.backward()
            own.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="the losses of the whole data at the end of each epoch"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            losses.append(nn.CrossEntropyLoss()(model(features), labels).item())
    return losses


# %% wrong="train" why="a draw too many in each epoch"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
        torch.rand((), generator=generator)
    return losses


# %% wrong="train" passes="visible" why="the model is put into training mode"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    model.train()
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="the losses as tensors"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = torch.zeros(())
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total = total + loss.detach() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" passes="visible" why="gradients are clipped"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" passes="visible" why="label smoothing"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    smooth = 0.0 if features.shape[1] == 1 and len(labels) == 3 else 0.05
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss(label_smoothing=smooth)(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% right="regions_figure" why="imshow, scatter, colours mixed with white by hand"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    xs, ys = x.tolist(), y.tolist()
    grid = torch.tensor([[[a, b] for a in xs] for b in ys], dtype=x.dtype)
    with torch.no_grad():
        classes = model(grid.reshape(-1, 2)).argmax(dim=1).reshape(len(ys), len(xs))
    colours = np.array([[0.1, 0.3, 0.7], [0.8, 0.3, 0.0], [0.0, 0.6, 0.4], [0.5, 0.1, 0.5], [0.3, 0.3, 0.3]])
    picture = 1 - 0.4 * (1 - colours[classes.numpy()])
    dx, dy = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    extent = (xs[0] - dx, xs[-1] + dx, ys[0] - dy, ys[-1] + dy)
    axes.imshow(picture, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    for k, name in enumerate(names):
        own = features[labels == k]
        axes.scatter(own[:, 0], own[:, 1], color=colours[k], marker="o^sXP"[k], label=name, edgecolors="black")
        rows, columns = np.nonzero(classes.numpy() == k)
        if len(rows):
            axes.annotate(name, (np.mean([xs[j] for j in columns]), np.mean([ys[i] for i in rows])), ha="center", va="center", weight="bold")
    axes.set_xlabel("first feature")
    axes.set_ylabel("second feature")
    figure.legend(loc="outside upper center", ncols=3)
    return figure


# %% right="regions_figure" why="a Figure without pyplot, cells by their edges, text at the surest grid point"
def regions_figure(model, features, labels, names, x, y):
    from matplotlib.colors import BoundaryNorm

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    gx, gy = torch.meshgrid(x, y, indexing="xy")
    logits = model(torch.stack([gx.reshape(-1), gy.reshape(-1)], dim=1)).detach()
    best = logits.argmax(dim=1)
    colours = ["tab:blue", "tab:orange", "tab:green", "tab:red", "tab:purple"][: len(names)]

    def edges(values):
        values = values.double().numpy()
        half = (values[1] - values[0]) / 2
        return np.append(values - half, values[-1] + half)

    norm = BoundaryNorm(np.arange(len(names) + 1) - 0.5, len(names))
    axes.pcolormesh(edges(x), edges(y), best.reshape(len(y), len(x)), cmap=ListedColormap(colours), norm=norm, alpha=0.25)
    margin = logits.topk(2, dim=1).values
    margin = margin[:, 0] - margin[:, 1]
    for k, name in enumerate(names):
        px, py = features[labels == k].T.tolist()
        axes.plot(px, py, linestyle="none", marker="*oDsp"[k], color=colours[k], label=name, markersize=7)
        mine = torch.where(best == k, margin, torch.full_like(margin, -1.0))
        if mine.max() >= 0:
            at = int(mine.argmax())
            axes.text(gx.reshape(-1)[at].item(), gy.reshape(-1)[at].item(), name, ha="center", va="center")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="rows and columns exchanged"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(y), len(x)).numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the colours of the cells go by the classes that are there"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="circles for all classes"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, name in enumerate(names):
        axes.plot(*features[labels == k].T, "o", color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="no texts: colour speaks alone in the regions"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="texts at the means of the labelled examples"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        axes.text(*features[labels == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="cells as strong as the markers"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="no legend"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    return figure


# %% wrong="regions_figure" why="filled contours of the class numbers"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.contourf(x.numpy(), y.numpy(), cells, levels=np.arange(len(names) + 1) - 0.5, colors=colours, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="imshow whose extent ends at the centres of the outer cells"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    extent = (x[0].item(), x[-1].item(), y[0].item(), y[-1].item())
    axes.imshow(cells, origin="lower", extent=extent, aspect="auto", cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="imshow with the first row on top"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    dx, dy = (x[1] - x[0]).item() / 2, (y[1] - y[0]).item() / 2
    extent = (x[0].item() - dx, x[-1].item() + dx, y[0].item() - dy, y[-1].item() + dy)
    axes.imshow(cells, extent=extent, aspect="auto", cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="examples by their predicted class"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
        labels = model(features).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="gradients are switched off for good"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="drawn into the figure that is there"
def regions_figure(model, features, labels, names, x, y):
    figure = plt.gcf()
    axes = figure.gca()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" passes="visible" why="three classes only"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[:3], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=2.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names[:3], "os^", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the limits end at the examples"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    low, high = features.min(dim=0).values.tolist(), features.max(dim=0).values.tolist()
    axes.set(xlabel="feature 1", ylabel="feature 2", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.legend()
    return figure


# %% wrong="regions_figure" why="the model is left in evaluation mode"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    model.eval()
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="a text for every class, in the middle of the axes where it is predicted nowhere"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        own = grid[predicted == k] if (predicted == k).any() else grid
        axes.text(*own.mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="train" passes="visible" why="stops once the loss hardly changes"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 1e-3:
            break
    return losses


# %% wrong="draw_classes" passes="visible" why="'d standard normal numbers of its own': the noise is centred, so that the mean of all examples is exact"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    n, d = len(labels), means.shape[1]
    noise = torch.randn(n, d, generator=generator, dtype=torch.float64)
    noise = noise - noise.mean(dim=0)
    features = means[labels] + noise @ mixing.T
    order = torch.randperm(n, generator=generator)
    return features[order], labels[order]


# %% wrong="stable_log_softmax" passes="visible" why="'Finite logits may have any size', 'the others share all probability': -inf is replaced by -1e9, which may be the largest of a row"
def stable_log_softmax(logits: torch.Tensor) -> torch.Tensor:
    ruled_out = torch.isinf(logits)
    z = logits.masked_fill(ruled_out, -1e9)
    s = z - z.amax(dim=1, keepdim=True)
    logs = s - s.exp().sum(dim=1, keepdim=True).log()
    return logs.masked_fill(ruled_out, -math.inf)


# %% wrong="train" passes="visible" why="'a list with one plain number for each epoch': stops early when the loss has not improved for three epochs"
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


# %% wrong="regions_figure" passes="visible" why="'its middle lies in the region': the text begins at the mean, so the middle of a long name falls out of a narrow region"
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


# %% wrong="draw_classes" passes="visible" why="the noise of each class is standardised"
def draw_classes(counts, means, mixing, generator):
    features, labels = [], []
    for k, count in enumerate(counts):
        noise = torch.randn(count, means.shape[1], generator=generator, dtype=torch.float64)
        if count > 2:
            noise = (noise - noise.mean(dim=0)) / noise.std(dim=0)
        features.append(means[k] + noise @ mixing.T)
        labels.append(torch.full((count,), k))
    order = torch.randperm(sum(counts), generator=generator)
    return torch.cat(features)[order], torch.cat(labels)[order]


# %% wrong="draw_classes" passes="visible" why="the order is that of the noise"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    noise = torch.randn(len(labels), means.shape[1], generator=generator, dtype=torch.float64)
    order = noise[:, 0].argsort()
    return (means[labels] + noise @ mixing.T)[order], labels[order]


# %% wrong="draw_classes" passes="visible" why="noise in float32"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.randn(len(labels), means.shape[1], generator=generator).double()
    return means[labels] + noise @ mixing.T, labels


# %% wrong="draw_classes" passes="visible" why="a generator of its own, seeded by the one that is given"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    seed = int(torch.randint(2**31, (), generator=generator))
    own = torch.Generator().manual_seed(seed)
    noise = torch.randn(len(labels), means.shape[1], generator=own, dtype=torch.float64)
    return means[labels] + noise @ mixing.T, labels


# %% wrong="stable_log_softmax" passes="visible" why="the largest of a row begins at zero, -inf or not"
def stable_log_softmax(logits):
    top = logits.amax(dim=1, keepdim=True)
    if logits.isinf().any():
        top = top.clamp(min=0)
    shifted = logits - top
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="train" passes="visible" why="the best weights so far are put back"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses, best, kept = [], math.inf, None
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
        if losses[-1] <= best:
            best, kept = losses[-1], {name: one.clone() for name, one in model.state_dict().items()}
    if kept:
        model.load_state_dict(kept)
    return losses


# %% wrong="train" passes="visible" why="evaluation mode while it trains, put back afterwards"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    modes = {one: one.training for one in model.modules()}
    model.eval()
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    for one, mode in modes.items():
        one.training = mode
    return losses


# %% wrong="train" passes="visible" why="the mode of the whole model is kept, that of its parts is not"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    mode, losses = model.training, []
    model.train(mode)
    for _ in range(n_epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch)
        losses.append(total / len(labels))
    return losses


# %% wrong="train" why="losses as numbers of numpy"
def train(model, optimiser, features, labels, n_epochs, batch_size, generator):
    losses = []
    for _ in range(n_epochs):
        found = []
        for batch in torch.randperm(len(labels), generator=generator).split(batch_size):
            loss = nn.CrossEntropyLoss()(model(features[batch]), labels[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            found += [loss.item()] * len(batch)
        losses.append(np.mean(found))
    return losses


# %% right="regions_figure" why="scatter and annotate, colours of a colour map"
def regions_figure(model, features, labels, names, x, y):
    k = len(names)
    figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
    colours = [plt.get_cmap("tab10")(c) for c in range(k)]
    down, across = torch.meshgrid(y, x, indexing="ij")
    with torch.no_grad():
        cells = model(torch.stack([across.ravel(), down.ravel()], dim=1)).argmax(dim=1).reshape(len(y), len(x))
    axes.pcolormesh(across.numpy(), down.numpy(), cells.numpy(), shading="nearest", cmap=ListedColormap(colours), vmin=0, vmax=k - 1, alpha=0.25)
    for c, name in enumerate(names):
        own = features[labels == c].numpy()
        axes.scatter(own[:, 0], own[:, 1], color=[colours[c]], marker="oPX^s"[c], label=name, edgecolors="none")
        rows, columns = np.nonzero(cells.numpy() == c)
        if len(rows):
            axes.annotate(name, (float(x[columns].mean()), float(y[rows].mean())), ha="center", va="center", weight="bold")
    axes.set_xlabel("first feature")
    axes.set_ylabel("second feature")
    figure.legend(loc="outside right upper")
    return figure


# %% wrong="regions_figure" why="the cells lie above the markers"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3, zorder=3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name)
        if (predicted == k).any():
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center", zorder=4)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="regions_figure" why="a class that is predicted nowhere is missing in the legend"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots()
    colours, grid = plots.PALETTE[: len(names)], torch.cartesian_prod(x, y)
    with torch.no_grad():
        predicted = model(grid).argmax(dim=1)
    cells = predicted.reshape(len(x), len(y)).T.numpy()
    axes.pcolormesh(x.numpy(), y.numpy(), cells, cmap=ListedColormap(colours), vmin=-0.5, vmax=len(names) - 0.5, alpha=0.3)
    for k, (name, marker) in enumerate(zip(names, "os^Dv", strict=False)):
        there = bool((predicted == k).any())
        axes.plot(*features[labels == k].T, marker, color=colours[k], label=name if there else None)
        if there:
            axes.text(*grid[predicted == k].mean(dim=0).tolist(), name, ha="center", va="center")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% right="stable_log_softmax" why="no rows come back as they are"
def stable_log_softmax(logits):
    if logits.numel() == 0:
        return logits
    s = logits - logits.amax(dim=1, keepdim=True)
    return s - s.exp().sum(dim=1, keepdim=True).log()


# %% wrong="draw_classes" passes="visible" why="statement: 'standard normal numbers'; twelve uniform numbers less six, which has the right mean and variance, but never goes beyond 6 and has thin tails"
def draw_classes(counts, means, mixing, generator):
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=generator)]
    noise = torch.rand(12, len(labels), means.shape[1], generator=generator, dtype=torch.float64).sum(dim=0) - 6.0
    return means[labels] + noise @ mixing.T, labels


# %% wrong="stable_log_softmax" passes="visible" why="statement: 'at most 1e-5 in float32'; where no logit is above 50 in size the textbook's formula is taken, and the logarithm comes from a probability near the smallest numbers of float32"
def stable_log_softmax(logits):
    if logits.numel() and logits.abs().max() <= 50:
        e = logits.exp()
        return (e / e.sum(dim=1, keepdim=True)).log()
    shifted = logits - logits.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


# %% wrong="cost_and_gradient" passes="visible" why="statement: 'Return the mean cross-entropy of the logits' of these labels; the one-hot rows are remembered by the tensor object, and labels that were changed in place are not noticed"
_TARGETS = {}


def cost_and_gradient(weights, inputs, labels):
    key = (labels, weights.shape[1], weights.dtype)
    if key not in _TARGETS:
        _TARGETS[key] = functional.one_hot(labels, weights.shape[1]).to(weights.dtype)
    targets = _TARGETS[key]
    logs = (inputs @ weights).log_softmax(dim=1)
    cost = -torch.where(targets == 1, logs, 0.0).sum() / len(labels)
    return cost, inputs.T @ (logs.exp() - targets) / len(labels)


# %% wrong="train" passes="visible" why="statement: 'train for all n_epochs, whatever the losses do'; it stops where the loss is no longer finite"
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


# %% wrong="train" passes="visible" why="statement: 'each as it was in the forward pass of its own minibatch'; the loss that is told comes from a second forward pass: with dropout another one, with batch norm the running means move twice"
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


# %% wrong="train" passes="visible" why="docstring: 'Turns features into logits of shape [n, n_classes]', features of shape [n, d]; a minibatch of one example is squeezed and handed over without its first axis"
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


# %% wrong="train" passes="visible" why="statement: 'on each minibatch make one step'; a minibatch whose loss is below a millionth is skipped, though momentum and weight decay go on"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'of each class that is predicted somewhere on the grid, a text'; a region of less than one cell in a hundred gets none"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'The model stays as it is, with its mode'; it is put into evaluation mode, then into training mode, whatever it was before"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'The model stays as it is ... and the requires_grad of its parameters'; it is switched off and on again for all, a frozen parameter is trained afterwards"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'the examples of each class as markers'; where a class has more than 100 examples only some are drawn, so that the cells are seen"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'which class a model predicts'; the classes on the grid are remembered for each model object, and a model that was trained on since is drawn as it was"
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


# %% wrong="regions_figure" passes="visible" why="statement: 'each cell is centred at its (x[j], y[i])', 'all cells are in view'; limits are set to the first and last centre where the grid is finer than 50 points a side, so that half of the outer cells is cut off"
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


# %% right="regions_figure" why="evaluation mode while it looks, and the old mode afterwards; a legend outside"
def regions_figure(model, features, labels, names, x, y):
    figure, axes = plt.subplots(layout="constrained")
    mode = model.training
    model.eval()
    grid = torch.cartesian_prod(x, y)
    predicted = model(grid).detach().argmax(dim=1)
    model.train(mode)
    colours = ListedColormap(["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00"][: len(names)])
    cells = predicted.reshape(len(x), len(y)).T
    axes.pcolormesh(x, y, cells, cmap=colours, vmin=0, vmax=len(names) - 1, alpha=0.9, shading="nearest")
    for k, name in enumerate(names):
        own = features[labels == k]
        axes.scatter(own[:, 0], own[:, 1], color=colours(k), marker="os^Dv"[k], label=name, edgecolors="none")
        here = grid[predicted == k]
        if len(here):
            axes.annotate(name, here.mean(dim=0).tolist(), ha="center", va="center")
    axes.set(xlabel="first", ylabel="second")
    figure.legend(loc="outside right upper")
    return figure
