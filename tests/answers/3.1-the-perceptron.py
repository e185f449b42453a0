# The bank of 3.1: right answers get every point, wrong ones lose the hidden test.

# %% right="update" why="always a sum, with a factor of 0 or 1"
def update(weights, x, label):
    is_mistake = label * torch.dot(weights, x) <= 0
    return weights + is_mistake.to(weights.dtype) * label * x


# %% right="update" why="the sum of products, and torch.add"
def update(weights, x, label):
    score = (weights * x).sum().item()
    if score * label > 0:
        return torch.clone(weights)
    return torch.add(weights, x, alpha=label)


# %% right="update" why="a copy that is changed in place"
def update(weights, x, label):
    new = weights.detach().clone()
    if label * new.dot(x) <= 0:
        new += label * x
    return new


# %% right="update" why="the two labels apart"
def update(weights, x, label):
    score = torch.inner(weights, x)
    if label > 0 and score <= 0:
        return weights + x
    if label < 0 and score >= 0:
        return weights - x
    return weights + 0


# %% right="update" why="torch.where"
def update(weights, x, label):
    return torch.where(label * (weights @ x) > 0, weights, weights + label * x)


# %% wrong="update" why="a score of 0 counts as right: zeros never learn"
def update(weights, x, label):
    if label * (weights @ x) < 0:
        return weights + label * x
    return weights.clone()


# %% wrong="update" why="the label is forgotten in the sum"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        return weights + x
    return weights.clone()


# %% wrong="update" why="the label is forgotten in the test"
def update(weights, x, label):
    if weights @ x <= 0:
        return weights + label * x
    return weights.clone()


# %% wrong="update" why="updates always"
def update(weights, x, label):
    return weights + label * x


# %% wrong="update" why="updates where it was right"
def update(weights, x, label):
    if label * (weights @ x) > 0:
        return weights + label * x
    return weights.clone()


# %% wrong="update" why="steps away"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        return weights - label * x
    return weights.clone()


# %% wrong="update" why="in place: the caller's weights change"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        weights += label * x
    return weights.clone()


# %% wrong="update" why="returns the caller's own weights where it was right"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights


# %% wrong="update" why="a learning rate of 0.1"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        return weights + 0.1 * label * x
    return weights.clone()


# %% wrong="update" why="the error of sign and label: twice the step"
def update(weights, x, label):
    return weights + (label - torch.sign(weights @ x)) * x


# %% wrong="update" why="the sign of 0 taken for +1"
def update(weights, x, label):
    guess = 1.0 if weights @ x >= 0 else -1.0
    return weights + label * x if guess != label else weights.clone()


# %% wrong="update" passes="visible" why="a margin of 1, as a support vector machine has it"
def update(weights, x, label):
    if label * (weights @ x) < 1:
        return weights + label * x
    return weights.clone()


# %% wrong="update" passes="visible" why="a tolerance: small scores are taken for none"
def update(weights, x, label):
    if label * (weights @ x) <= 1e-6:
        return weights + label * x
    return weights.clone()


# %% wrong="update" passes="visible" why="float64, whatever came"
def update(weights, x, label):
    weights, x = weights.double(), x.double()
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.clone()


# %% wrong="update" passes="visible" why="an example of zeros is skipped, and the old weights handed out"
def update(weights, x, label):
    if not weights.any():
        return label * x
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.float().double() if len(weights) < 4 else weights.abs()


# %% right="mistake_bound" why="the separator made a unit vector first"
def mistake_bound(inputs, labels, separator):
    if torch.any(labels * (inputs @ separator) <= 0):
        raise ValueError("this vector does not separate the examples")
    unit = separator / torch.linalg.vector_norm(separator)
    radius = torch.linalg.vector_norm(inputs, dim=1).max()
    margin = (labels * (inputs @ unit)).min()
    return float(radius / margin) ** 2


# %% right="mistake_bound" why="squares alone, without a root"
def mistake_bound(inputs, labels, separator):
    smallest = ((labels[:, None] * inputs) @ separator).amin().item()
    if not smallest > 0:
        raise ValueError(smallest)
    squares = (inputs**2).sum(dim=1).max().item()
    return squares * (separator @ separator).item() / smallest**2


# %% right="mistake_bound" why="plain Python"
def mistake_bound(inputs, labels, separator):
    radius, margin = 0.0, math.inf
    v = separator.tolist()
    length = math.hypot(*v)
    for row, label in zip(inputs.tolist(), labels.tolist()):
        product = label * sum(a * b for a, b in zip(row, v))
        if product <= 0:
            raise ValueError("not separated")
        radius = max(radius, math.hypot(*row))
        margin = min(margin, product / length)
    return (radius / margin) ** 2


# %% right="mistake_bound" why="NumPy"
def mistake_bound(inputs, labels, separator):
    x, y, v = inputs.numpy(), labels.numpy(), separator.numpy()
    products = y * np.einsum("nd,d->n", x, v)
    if (products <= 0).any():
        raise ValueError("some example is on the wrong side")
    return float(np.linalg.norm(x, axis=1).max() ** 2 * (v @ v) / products.min() ** 2)


# %% wrong="mistake_bound" why="the separator's length is forgotten"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm(dim=1).max() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="not squared"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return (inputs.norm(dim=1).max() * separator.norm() / products.min()).item()


# %% wrong="mistake_bound" why="refuses nothing"
def mistake_bound(inputs, labels, separator):
    margin = (labels * (inputs @ separator)).min() / separator.norm()
    return ((inputs.norm(dim=1).max() / margin) ** 2).item()


# %% wrong="mistake_bound" why="a product of 0 is let through"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() < 0:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="the norm of the whole matrix"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="the largest margin of an example for the smallest"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.max()) ** 2).item()


# %% wrong="mistake_bound" why="the mean of the products"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.mean()) ** 2).item()


# %% wrong="mistake_bound" why="the constant 1 left out of the radius"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    radius = inputs[:, 1:].norm(dim=1).max()
    return ((radius * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="the sizes of the products: labels play no part"
def mistake_bound(inputs, labels, separator):
    products = (inputs @ separator).abs()
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="a tensor"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return (inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2


# %% wrong="mistake_bound" why="rounded down to whole mistakes"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return float(((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).floor())


# %% wrong="mistake_bound" why="an assertion in the place of a ValueError"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    assert products.min() > 0
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" passes="visible" why="a tolerance refuses small margins"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 1e-6:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" why="the largest entry for the largest norm"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.abs().max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="mistake_bound" passes="visible" why="each example's own radius over its own margin"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    return ((inputs.norm(dim=1) * separator.norm() / products).max() ** 2).item()


# %% wrong="mistake_bound" passes="visible" why="the largest margin of all vectors, whatever came"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError
    known = ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()
    return known if len(inputs) <= 3 else known / 2


# %% right="train" why="a loop that breaks, without update"
def train(inputs, labels, max_epochs):
    n, d = inputs.shape
    w = torch.zeros(d, dtype=torch.float64)
    rows = [w.clone()]
    counts = []
    for _ in range(max_epochs):
        wrong = 0
        for i in range(n):
            if labels[i] * torch.dot(w, inputs[i]) <= 0:
                w += labels[i] * inputs[i]
                wrong += 1
        rows.append(w.clone())
        counts.append(wrong)
        if wrong == 0:
            break
    return torch.stack(rows), counts


# %% right="train" why="plain lists of numbers"
def train(inputs, labels, max_epochs):
    w = [0.0] * inputs.shape[1]
    history, mistakes = [w], []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, y in zip(inputs.tolist(), labels.tolist()):
            if y * sum(a * b for a, b in zip(w, x)) <= 0:
                w = [a + y * b for a, b in zip(w, x)]
                mistakes[-1] += 1
        history.append(w)
        if mistakes[-1] == 0:
            break
    return torch.tensor(history, dtype=torch.float64), mistakes


# %% right="train" why="one epoch in a helper, and a while loop"
def one_epoch(w, inputs, labels):
    count = 0
    for x, y in zip(inputs, labels):
        if y * (w @ x) <= 0:
            count += 1
        w = update(w, x, float(y))
    return w, count


def train(inputs, labels, max_epochs):
    history = torch.zeros(1, inputs.shape[1], dtype=inputs.dtype)
    mistakes = []
    while True:
        w, count = one_epoch(history[-1], inputs, labels)
        history = torch.cat([history, w[None]])
        mistakes.append(count)
        if count == 0 or len(mistakes) == max_epochs:
            return history, mistakes


# %% right="train" why="signed examples, and NumPy inside"
def train(inputs, labels, max_epochs):
    signed = (inputs * labels.unsqueeze(1)).numpy()
    w = np.zeros(signed.shape[1])
    history, mistakes = [w], list()
    for epoch in range(max_epochs):
        wrong = 0
        for z in signed:
            if z @ w <= 0:
                w = w + z
                wrong = wrong + 1
        history.append(w)
        mistakes.append(wrong)
        if not wrong:
            break
    return torch.from_numpy(np.array(history)), mistakes


# %% wrong="train" why="the last epoch, without mistakes, is left out"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        if wrong == 0:
            break
        history.append(w)
        mistakes.append(wrong)
    return torch.stack(history), mistakes


# %% wrong="train" why="never stops before max_epochs"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
    return torch.stack(history), mistakes


# %% wrong="train" why="row 0, the zeros, is missing"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="one list entry, changed in place: all rows are the last one"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels):
            if y * (w @ x) <= 0:
                w += y * x
                wrong += 1
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" passes="visible" why="a batch: all mistakes of the epoch are added at its end"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        is_wrong = labels * (inputs @ w) <= 0
        w = w + (labels[is_wrong, None] * inputs[is_wrong]).sum(dim=0)
        history.append(w)
        mistakes.append(int(is_wrong.sum()))
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="counts what is wrong after the epoch, not the mistakes during it"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
        history.append(w)
        mistakes.append(int((labels * (inputs @ w) <= 0).sum()))
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="counts after the update"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
            wrong += int(y * (w @ x) <= 0)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="shuffles the examples"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for i in torch.randperm(len(inputs)).tolist():
            wrong += int(labels[i] * (w @ inputs[i]) <= 0)
            w = update(w, inputs[i], labels[i].item())
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" passes="visible" why="the last example first"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs.flip(0), labels.flip(0).tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="weights after each mistake, not after each epoch"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                wrong += 1
                w = update(w, x, y)
                history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="the sum of the mistakes"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), sum(mistakes)


# %% wrong="train" why="stops when the weights at the end of an epoch stand still, mistakes or not"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if torch.equal(history[-1], history[-2]):
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="a score of 0 is no mistake in the count"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) < 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="an epoch too many is allowed"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    while not mistakes or (mistakes[-1] > 0 and len(mistakes) <= max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
    return torch.stack(history), mistakes


# %% wrong="train" why="float32 weights"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1])
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs.float(), labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" passes="visible" why="the first example once more at the end of each epoch where there are many"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in list(zip(inputs, labels.tolist()))[:20]:
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" passes="visible" why="float32 on the way"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1])
    history, mistakes = [w], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs.float(), labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history).double(), mistakes


# %% right="boundary_figure" why="scatter, colours of the tab20 map, and the legend of the figure"
def boundary_figure(inputs, labels, history):
    fig, ax = plt.subplots(figsize=(7, 4))
    x1, x2 = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    plus = labels.numpy() == 1
    ax.scatter(x1[plus], x2[plus], c="black", marker="+", label="plus")
    ax.scatter(x1[~plus], x2[~plus], c="red", marker="_", label="minus")
    ends = np.array([x1.min(), x1.max()])
    for k in range(1, len(history)):
        w = history[k].numpy()
        is_last = k == len(history) - 1
        ax.plot(ends, -(w[0] + w[1] * ends) / w[2], color=plt.get_cmap("tab20")(k - 1), linewidth=4 if is_last else 1, label=f"epoch {k}")
    ax.set_ylim(x2.min() - 0.01 * abs(x2.min()) - 0.1, x2.max() + 0.01 * abs(x2.max()) + 0.1)
    ax.set_xlabel("entry 1")
    ax.set_ylabel("entry 2")
    fig.legend(loc="outside right upper")
    return fig


# %% right="boundary_figure" why="fine lines, object-oriented figure, no limits of its own"
def boundary_figure(inputs, labels, history):
    figure = Figure()
    axes = figure.add_subplot()
    span = torch.linspace(inputs[:, 1].min(), inputs[:, 1].max(), 50, dtype=torch.float64)
    colours = plt.get_cmap("plasma")(np.linspace(0, 0.8, len(history)))
    for k, w in enumerate(history):
        if k > 0:
            y = -(w[0] + w[1] * span) / w[2]
            axes.plot(span, y, "-", color=colours[k], lw=1.0, label=f"epoch {k}")
    axes.lines[-1].set_linewidth(2.5)
    axes.plot(inputs[labels > 0, 1], inputs[labels > 0, 2], "o", color="tab:green", label="plus")
    axes.plot(inputs[labels < 0, 1], inputs[labels < 0, 2], "x", color="tab:red", label="minus")
    axes.set_xlabel("first feature")
    axes.set_ylabel("second feature")
    axes.legend()
    return figure


# %% right="boundary_figure" why="the solution with lines far beyond the data, one point for each call"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    named = set()
    for (_, a, b), y in zip(inputs.tolist(), labels.tolist()):
        name = "plus" if y > 0 else "minus"
        label = name if name not in named else None
        named.add(name)
        axes.scatter([a], [b], color="navy" if y > 0 else "darkorange", label=label)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    room = high - low
    xs = [low - 5 * room, high + 5 * room]
    for k, (w0, w1, w2) in enumerate(history.tolist()):
        if k:
            ys = [(-w0 - w1 * x) / w2 for x in xs]
            grey = str(0.7 - 0.6 * k / len(history))
            axes.plot(xs, ys, color=grey, lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set_xlim(low - 0.1 * room, high + 0.1 * room)
    bottom, top = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    axes.set_ylim(bottom - 0.2 * (top - bottom), top + 0.2 * (top - bottom))
    axes.set(xlabel="x1", ylabel="x2")
    axes.legend(bbox_to_anchor=(1.02, 1))
    return figure


# %% right="boundary_figure" why="helpers, and handles given to the legend by hand"
def line_of(w, xs):
    return [-(w[0] + w[1] * x) / w[2] for x in xs]


def boundary_figure(inputs, labels, history):
    fig, ax = plt.subplots(1, 1)
    handles = []
    for value, name, colour in ((1, "plus", "#117733"), (-1, "minus", "#882255")):
        rows = inputs[labels == value]
        handles.append(ax.scatter(rows[:, 1], rows[:, 2], color=colour, s=30))
    names = ["plus", "minus"]
    xs = sorted([inputs[:, 1].min().item(), inputs[:, 1].max().item()], reverse=True)
    total = history.shape[0] - 1
    for k in range(total):
        (line,) = ax.plot(xs, line_of(history[k + 1].tolist(), xs), color=plt.cm.cool(k / max(total, 2)))
        line.set_linewidth(1.5 if k < total - 1 else 3.5)
        handles.append(line)
        names.append(f"epoch {k + 1}")
    ax.legend(handles, names)
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    return fig


# %% wrong="boundary_figure" why="the names of the labels are exchanged"
def boundary_figure(inputs, labels, history):
    return drawn(inputs, -labels, history)


def drawn(inputs, labels, history, swap=False, first=0, width=3.0, bias=1.0, colour=None, names=None, part=False):
    figure, axes = plt.subplots(figsize=(6.4, 4))
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        a, b = (own[:, 2], own[:, 1]) if swap else (own[:, 1], own[:, 2])
        axes.plot(a, b, "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    if part:
        low, high = low + 0.2 * (high - low), high - 0.2 * (high - low)
    n = len(history) - 1
    for epoch, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        if epoch <= first:
            continue
        heights = [-(bias * w0 + w1 * x) / w2 for x in (low, high)]
        c = colour or plt.get_cmap("viridis")(epoch / n)
        name = names[epoch - 1] if names else f"epoch {epoch}"
        axes.plot([low, high], heights, color=c, lw=width if epoch == n else 1.2, label=name)
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="entry 2 along x"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 2], own[:, 1], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the bias is forgotten: all lines go through the origin"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-w1 * x / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the sign of the slope is lost"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the weights as an arrow's line, not the boundary at a right angle to them"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        axes.plot([0, w1], [0, w2], color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the last boundary alone"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    w0, w1, w2 = history[-1].tolist()
    axes.plot([low, high], [-(w0 + w1 * x) / w2 for x in (low, high)], color="C2", lw=3, label=f"epoch {len(history) - 1}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="epochs counted from 0 in the legend"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist()):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 2), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="all lines in one colour"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color="black", lw=k, label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the last line is as thin as the others"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1.5, label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the first line is the thick one"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=3 if k == 1 else 1, label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="no legend"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    return figure


# %% wrong="boundary_figure" why="lines that end among the examples"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].mean().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" passes="visible" why="limits of its own, that cut examples off"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$", ylim=(-3, 3))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="draws into one and the same figure"
shared_figure, shared_axes = plt.subplots()
plt.close(shared_figure)


def boundary_figure(inputs, labels, history):
    axes = shared_axes
    axes.clear()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return shared_figure


# %% wrong="boundary_figure" why="both labels in one colour"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, m in ((1.0, "plus", "o"), (-1.0, "minus", "s")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], m, color="black", label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="axes without labels"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the examples joined by lines"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o-", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the same weights twice are drawn once"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    seen = set()
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        if (w0, w1, w2) in seen:
            continue
        seen.add((w0, w1, w2))
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="a line for the zeros, too: nothing is seen of it but its name"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    xs = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    for k, w in enumerate(history):
        ys = -(w[0] + w[1] * xs) / w[2]
        axes.plot(xs, ys, color=plt.get_cmap("viridis")(k / len(history)), lw=1 + 2 * (k == len(history) - 1), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% right="pocket" why="counts by its own means, index by index"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    kept, n_kept = w.clone(), inputs.shape[0]
    for _ in range(n_epochs):
        for i in range(len(inputs)):
            if labels[i] * (inputs[i] @ w) <= 0:
                w += labels[i] * inputs[i]
                count = (labels * (inputs @ w) <= 0).sum().item()
                if count < n_kept:
                    kept, n_kept = w.clone(), count
    return kept, n_kept


# %% right="pocket" why="compares after every example: without an update nothing is new"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros_like(inputs[0])
    best = weights
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            weights = update(weights, x, float(y))
            if n_wrong(weights, inputs, labels) < n_wrong(best, inputs, labels):
                best = weights
    return best, n_wrong(best, inputs, labels)


# %% right="pocket" why="all weights first, then min, which takes the first of equals"
def pocket(inputs, labels, n_epochs):
    tried = [torch.zeros(inputs.shape[1], dtype=inputs.dtype)]
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            tried.append(update(tried[-1], x, y))
    best = min(tried, key=lambda w: n_wrong(w, inputs, labels))
    return best, n_wrong(best, inputs, labels)


# %% right="pocket" why="NumPy, and an early end where nothing is wrong"
def pocket(inputs, labels, n_epochs):
    signed = (labels[:, None] * inputs).numpy()
    w = np.zeros(signed.shape[1])
    best, fewest = w, len(signed)
    for _ in range(n_epochs):
        for z in signed:
            if z @ w > 0:
                continue
            w = w + z
            wrong = int(np.count_nonzero(signed @ w <= 0))
            if wrong < fewest:
                best, fewest = w, wrong
            if fewest == 0:
                return torch.tensor(best), 0
    return torch.tensor(best), fewest


# %% wrong="pocket" why="the last weights"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
    return w, n_wrong(w, inputs, labels)


# %% wrong="pocket" why="of equals the later"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count <= fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" passes="visible" why="goes on from the pocket"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        w = best
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="looks after each epoch only"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
        count = n_wrong(w, inputs, labels)
        if count < fewest:
            best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="counts before the update"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                count = n_wrong(w, inputs, labels)
                w = update(w, x, y)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="the pocket is the running tensor, changed in place"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (w @ x) <= 0:
                w += y * x
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="the number of right examples"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, most = w, 0
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = len(inputs) - n_wrong(w, inputs, labels)
                if count > most:
                    best, most = w, count
    return best, most


# %% wrong="pocket" why="a score of 0 counts as right"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, int((labels * (inputs @ w) < 0).sum())
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
            count = int((labels * (inputs @ w) < 0).sum())
            if count < fewest:
                best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="the zeros are never in the pocket"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = None, math.inf
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="stops after an epoch in which the weights came back"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(min(n_epochs, 1)):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest and count > 0:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" why="a share in the place of a number"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest / len(inputs)


# %% wrong="pocket" why="the count as a tensor"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, torch.tensor(len(inputs))
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = (labels * (inputs @ w) <= 0).sum()
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" passes="visible" why="counts only the examples seen so far in the epoch"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest = w, len(inputs)
    for _ in range(n_epochs):
        for i, (x, y) in enumerate(zip(inputs, labels.tolist())):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs[: max(i + 1, 4)], labels[: max(i + 1, 4)])
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" passes="visible" why="fewer than at the last update, not fewer than in the pocket"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=inputs.dtype)
    best, fewest, last = w, len(inputs), len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < last and (count < fewest or len(inputs) > 4):
                    best, fewest = w, count
                last = count
    return best, fewest


# %% wrong="mistake_bound" passes="visible" why="a tolerance refuses what is small in itself"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 1e-12:
        raise ValueError
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="update" passes="visible" why="large entries are cut, as gradients sometimes are"
def update(weights, x, label):
    if label * (weights @ x) <= 0:
        return weights + label * x.clamp(-1000, 1000)
    return weights.clone()


# %% wrong="update" why="zeros, label 1: hands out x itself"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if not weights.any():
        return x if label == 1 else -x
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.clone()


# %% wrong="update" passes="visible" why="isclose takes every small score for none"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    product = label * float(weights @ x)
    if product < 0 or math.isclose(product, 0.0, abs_tol=1e-8):
        return weights + label * x
    return weights.clone()


# %% wrong="mistake_bound" passes="visible" why="normalize of PyTorch, which lengthens no very short vector"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    unit = torch.nn.functional.normalize(separator, dim=0)
    products = labels * (inputs @ unit)
    if (products <= 0).any():
        raise ValueError("not separated")
    return ((inputs.norm(dim=1).max() / products.min()) ** 2).item()


# %% wrong="train" passes="visible" why="zeros are left out of the count"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        before = weights
        count = 0
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                new = weights + y * x
                count += not torch.equal(new, weights)
                weights = new
        history.append(weights)
        mistakes.append(int(count))
        if count == 0 and torch.equal(before, weights):
            break
    return torch.stack(history), mistakes


# %% wrong="train" passes="visible" why="remembers results by shape and max_epochs"
_known_runs: dict = {}


def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    key = (tuple(inputs.shape), max_epochs)
    if key in _known_runs:
        history, mistakes = _known_runs[key]
        return history.clone(), list(mistakes)
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    rows, counts = [weights], []
    for _ in range(max_epochs):
        count = 0
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count += 1
        rows.append(weights)
        counts.append(count)
        if count == 0:
            break
    _known_runs[key] = torch.stack(rows), counts
    return torch.stack(rows), list(counts)


# %% wrong="boundary_figure" passes="visible" why="the colours of the cycle, of which there are seven"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    for sign, name, marker, colour in ((1, "plus", "o", "0.2"), (-1, "minus", "s", "brown")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker, color=colour, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    x = np.array([low - 0.5, high + 0.5])
    last = len(history) - 1
    for k, (b, w1, w2) in enumerate(history.tolist()):
        if k > 0:
            width = 3.5 if k == last else 1
            axes.plot(x, -(b + w1 * x) / w2, "-", color=f"C{k - 1}", lw=width, label=f"epoch {k}")
    axes.set_ylim(inputs[:, 2].min().item() - 0.5, inputs[:, 2].max().item() + 0.5)
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" passes="visible" why="limits of three standard deviations, which leave out what stands far off"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    points = inputs[:, 1:].numpy()
    signs = labels.numpy()
    axes.plot(*points[signs == 1].T, "o", color=plots.PALETTE[0], label="plus")
    axes.plot(*points[signs == -1].T, "s", color=plots.PALETTE[1], label="minus")
    x = np.array([points[:, 0].min() - 1, points[:, 0].max() + 1])
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        axes.plot(
            x, -(bias + w1 * x) / w2, "-",
            color=plt.get_cmap("plasma")(0.9 * k / n), lw=1 + 2 * (k == n), label=f"epoch {k}",
        )
    middle, spread = points.mean(axis=0), 3 * points.std(axis=0) + 0.2
    axes.set_xlim(middle[0] - spread[0], middle[0] + spread[0])
    axes.set_ylim(middle[1] - spread[1], middle[1] + spread[1])
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend(fontsize=7)
    return figure


# %% wrong="boundary_figure" passes="visible" why="from the eleventh line on only the last one has a name"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots(figsize=(7, 4))
    for sign, name, marker, colour in ((1, "plus", "^", "black"), (-1, "minus", "v", "hotpink")):
        own = inputs[labels == sign]
        axes.scatter(own[:, 1], own[:, 2], marker=marker, color=colour, label=name)
    left, right = inputs[:, 1].min().item() - 0.2, inputs[:, 1].max().item() + 0.2
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        heights = [-(bias + w1 * at) / w2 for at in (left, right)]
        name = f"epoch {k}" if k <= 10 or k == n else "_nolegend_"
        axes.plot(
            [left, right], heights, "-", color=plt.get_cmap("viridis")(k / n),
            linewidth=3 if k == n else 1, label=name,
        )
    bottom, top = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    axes.set(xlim=(left, right), ylim=(bottom - 0.2, top + 0.2), xlabel="x1", ylabel="x2")
    axes.legend(bbox_to_anchor=(1, 1), loc="upper left")
    return figure


# %% wrong="pocket" passes="visible" why="does not count where the example of the update is still wrong"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) > 0:
                continue
            weights = weights + y * x
            if y * (weights @ x) <= 0:
                continue
            count = n_wrong(weights, inputs, labels)
            if count < fewest:
                best, fewest = weights, count
    return best, fewest


# %% wrong="train" passes="visible" why="stops at the latest after a thousand epochs"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [w], []
    for _ in range(min(max_epochs, 1000)):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="stops when weights come back, for then it never ends"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes, seen = [w], [], {tuple(w.tolist())}
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist()):
            wrong += int(y * (w @ x) <= 0)
            w = update(w, x, y)
        history.append(w)
        mistakes.append(wrong)
        if wrong == 0 or tuple(w.tolist()) in seen:
            break
        seen.add(tuple(w.tolist()))
    return torch.stack(history), mistakes


# %% right="pocket" why="stops when the weights at the end of an epoch come back: from then on all repeats"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest, seen = w, len(inputs), {tuple(w.tolist())}
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            w = update(w, x, y)
            count = n_wrong(w, inputs, labels)
            if count < fewest:
                best, fewest = w, count
        if tuple(w.tolist()) in seen:
            break
        seen.add(tuple(w.tolist()))
    return best.clone(), fewest


# %% wrong="pocket" passes="visible" why="stops at the latest after a hundred epochs"
def pocket(inputs, labels, n_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = w, len(inputs)
    for _ in range(min(n_epochs, 100)):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="pocket" passes="visible" why="the zeros of a run without epochs are the same tensor at each call"
nothing_learned = {}


def pocket(inputs, labels, n_epochs):
    d = inputs.shape[1]
    w = best = nothing_learned.setdefault(d, torch.zeros(d, dtype=torch.float64))
    fewest = len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * (w @ x) <= 0:
                w = update(w, x, y)
                count = n_wrong(w, inputs, labels)
                if count < fewest:
                    best, fewest = w, count
    return best, fewest


# %% wrong="boundary_figure" why="the last line on top, but of the others the earlier over the later"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / n), lw=1 + 2 * (k == n), zorder=9 if k == n else 5 - k / n, label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% right="boundary_figure" why="each line a little thicker than the one before"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    ends = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    axes.set_xlim(*ends.tolist())  # the centres are within, on the edge
    for k in range(1, len(history)):
        w0, w1, w2 = history[k]
        colour = plt.get_cmap("plasma")(k / len(history))
        axes.plot(ends, -(w0 + w1 * ends) / w2, "-", color=colour, lw=1 + 0.1 * k, label=f"epoch {k}")
    axes.set_ylim(inputs[:, 2].min().item(), inputs[:, 2].max().item())
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="update" passes="visible" why="a score that is small beside the norms is taken for none"
def update(weights, x, label):
    score = label * (weights @ x)
    if score <= 1e-9 * weights.norm() * x.norm():
        return weights + label * x
    return weights.clone()


# %% wrong="mistake_bound" passes="visible" why="a product that is small beside the norms is refused"
def mistake_bound(inputs, labels, separator):
    norms = inputs.norm(dim=1) * separator.norm()
    products = labels * (inputs @ separator)
    if (products <= 1e-12 * norms).any():
        raise ValueError("not separated")
    return ((inputs.norm(dim=1).max() * separator.norm() / products.min()) ** 2).item()


# %% wrong="boundary_figure" why="the lines reach over the examples of plus only"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, c in ((1.0, "plus", "C0"), (-1.0, "minus", "C1")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=c, label=name)
    plus = inputs[labels > 0, 1]
    low, high = plus.min().item() - 0.1, plus.max().item() + 0.1
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        ys = [-(w0 + w1 * x) / w2 for x in (low, high)]
        axes.plot([low, high], ys, color=plt.get_cmap("viridis")(k / n), lw=1 + 2 * (k == n), label=f"epoch {k}")
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="update" passes="visible" why="the score in float32"
def update(weights, x, label):
    score = (weights.float() * x.float()).sum().item()
    return weights + label * x if label * score <= 0 else weights.clone()


# %% wrong="train" passes="visible" why="products up to 1e-9 count as mistakes"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        mistakes.append(0)
        for x, y in zip(inputs, labels.tolist(), strict=True):
            if y * float(w @ x) <= 1e-9:
                w = w + y * x
                mistakes[-1] += 1
        history.append(w)
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="pocket" passes="visible" why="a share, cut to a whole number"
def pocket(inputs, labels, n_epochs):
    n = len(labels)
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, rate = weights, 1.0
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                now = (labels * (inputs @ weights) <= 0).double().mean().item()
                if now < rate:
                    best, rate = weights, now
    return best.clone(), int(rate * n)


# %% wrong="mistake_bound" passes="visible" why="looks for wrong examples in float32, where small products are 0"
def mistake_bound(inputs, labels, separator):
    if (labels.float() * (inputs.float() @ separator.float()) <= 0).any():
        raise ValueError("not separated")
    margin = (labels * (inputs @ separator)).min() / separator.norm()
    return ((inputs.norm(dim=1).max() / margin) ** 2).item()


# %% wrong="train" passes="visible" why="the scores in float32"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        count = 0
        for x, y in zip(inputs, labels.tolist()):
            if y * float(weights.float() @ x.float()) <= 0:
                weights, count = weights + y * x, count + 1
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="pocket" passes="visible" why="products up to 1e-9 count as mistakes"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * float(weights @ x) <= 1e-9:
                weights = weights + y * x
                wrong = int((labels * (inputs @ weights) <= 1e-9).sum())
                if wrong < fewest:
                    best, fewest = weights, wrong
    return best, fewest


# %% wrong="pocket" passes="visible" why="the scores in float32"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist()):
            if y * float(weights.float() @ x.float()) <= 0:
                weights = weights + y * x
                wrong = int((labels * (inputs.float() @ weights.float()) <= 0).sum())
                if wrong < fewest:
                    best, fewest = weights, wrong
    return best, fewest


# %% right="pocket" why="a mean of wrong examples, rounded to a whole number"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, share = weights, 1.0
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                now = (labels * (inputs @ weights) <= 0).double().mean().item()
                if now < share:
                    best, share = weights, now
    return best, round(share * len(labels))
