# %% right="update" why="branch on the product, clone when right"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if label * (weights @ x).item() > 0:
        return weights.clone()
    return weights + label * x


# %% right="update" why="plain Python numbers, a loop and fsum, one new tensor at the end"
def update(weights, x, label):
    old, example = weights.tolist(), x.tolist()
    score = math.fsum(a * b for a, b in zip(old, example))
    new = []
    for a, b in zip(old, example):
        new.append(a + label * b if score * label <= 0 else a)
    return torch.tensor(new, dtype=weights.dtype)


# %% right="update" why="no branch: torch.where chooses between two vectors, sign against label"
def update(weights, x, label):
    answer = torch.sign(torch.dot(weights, x))
    return torch.where(answer == label, weights, torch.add(weights, x, alpha=label))


# %% right="update" why="numpy einsum on copies, in-place addition to the copy"
def update(weights, x, label):
    new = weights.detach().numpy().copy()
    other = x.detach().numpy()
    if not label * np.einsum("i,i->", new, other) > 0:
        new += np.asarray(label, dtype=new.dtype) * other
    return torch.from_numpy(new)


# %% wrong="update" why="statement: '0 or less'; updates whenever the product is below 1 (a margin), the same on whole numbers only"
def update(weights, x, label):
    if label * float(weights @ x) < 1:
        return weights + label * x
    return weights.clone()


# %% wrong="update" why="docstring: 'dtype of weights'; computes by way of float64 and returns float64 for float32 weights"
def update(weights, x, label):
    w = np.array(weights.tolist())
    e = np.array(x.tolist())
    if label * (w @ e) <= 0:
        w = w + label * e
    return torch.from_numpy(w)


# %% wrong="update" why="statement: '0 or less'; a product up to 1e-6 is taken for 0"
def update(weights, x, label):
    product = label * float(weights @ x)
    if product < 0 or math.isclose(product, 0, abs_tol=1e-6):
        return weights + label * x
    return weights.clone()


# %% wrong="update" why="statement: 'in both cases return a new tensor'; a work buffer per length and dtype is given out again by the next call, and old results change"
_work = {}


def update(weights, x, label):
    key = (len(weights), weights.dtype)
    if key not in _work:
        _work[key] = torch.empty_like(weights)
    out = _work[key]
    out.copy_(weights)
    if label * float(weights @ x) <= 0:
        out.add_(x, alpha=label)
    return out


# %% wrong="update" why="statement: '0 or less'; the score is computed in float32 even for float64 vectors, so small scores beside large terms get the wrong sign"
def update(weights, x, label):
    score = (weights.float() * x.float()).sum().item()
    return weights + label * x if label * score <= 0 else weights.clone()


# %% wrong="update" why="statement: 'weights + label * x'; repeats the update until the example is right"
def update(weights, x, label):
    new = weights.clone()
    for _ in range(100):
        if label * float(new @ x) > 0:
            break
        new = new + label * x
    return new


# %% wrong="update" why="statement: 'shares no memory with an argument'; in the right case it returns the weights themselves"
def update(weights, x, label):
    if label * torch.dot(weights, x) <= 0:
        return weights + label * x
    return weights


# %% wrong="update" why="statement: '0 or less' for either label; answers +1 above 0 and -1 else, so a score of 0 is right for the label -1"
def update(weights, x, label):
    answer = 1.0 if weights @ x > 0 else -1.0
    if answer == label:
        return weights.clone()
    return weights + label * x


# %% right="mistake_bound" why="vectorised, products checked first, the ratio before the square"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    smallest = products.min()
    if smallest <= 0:
        raise ValueError("the vector does not separate the data")
    margin = smallest / separator.norm()
    ratio = inputs.norm(dim=1).max() / margin
    return (ratio * ratio).item()


# %% right="mistake_bound" why="plain loop over Python numbers with hypot and fsum"
def mistake_bound(inputs, labels, separator):
    v = separator.tolist()
    length = math.hypot(*v)
    radius, smallest = 0.0, math.inf
    for row, y in zip(inputs.tolist(), labels.tolist()):
        product = y * math.fsum(a * b for a, b in zip(v, row))
        if product <= 0:
            raise ValueError(f"{row} is on the wrong side, or on the boundary")
        smallest = min(smallest, product)
        radius = max(radius, math.hypot(*row))
    ratio = radius / (smallest / length)
    return ratio * ratio


# %% right="mistake_bound" why="numpy, squares only: R^2 |v|^2 / min^2, the vector scaled by its largest entry first"
def mistake_bound(inputs, labels, separator):
    x, y, v = inputs.numpy(), labels.numpy(), separator.numpy()
    if not np.all(y * (x @ v) > 0):
        raise ValueError("not separated")
    v = v / np.abs(v).max()
    squared_radius = np.einsum("ij,ij->i", x, x).max()
    return float(squared_radius * (v @ v) / np.min(y * (x @ v)) ** 2)


# %% right="mistake_bound" why="broadcasts the signed examples, sorts, unit vector by linalg"
def mistake_bound(inputs, labels, separator):
    signed = labels.unsqueeze(1) * inputs
    if (torch.mv(signed, separator) <= 0).any().item():
        raise ValueError("some product is 0 or less")
    unit = separator / torch.linalg.vector_norm(separator)
    gamma = torch.sort(torch.mv(signed, unit)).values[0]
    radius = torch.sort(torch.linalg.vector_norm(signed, dim=1)).values[-1]
    return float(torch.square(radius / gamma))


# %% wrong="mistake_bound" why="statement: 'R is the largest norm of an example'; takes norm over margin example by example, and the largest of these ratios"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if (products <= 0).any():
        raise ValueError("not separated")
    ratios = inputs.norm(dim=1) / (products / separator.norm())
    return ratios.max().item() ** 2


# %% wrong="mistake_bound" why="docstring: 'a norm from 1e-20'; normalize divides by at least 1e-12, so short vectors get no unit vector"
def mistake_bound(inputs, labels, separator):
    if (labels * (inputs @ separator) <= 0).any():
        raise ValueError("not separated")
    unit = torch.nn.functional.normalize(separator, dim=0)
    margin = (labels * (inputs @ unit)).min()
    return ((inputs.norm(dim=1).max() / margin) ** 2).item()


# %% wrong="mistake_bound" why="statement: 'any product above 0 will do, however small'; refuses products up to 1e-12"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 1e-12:
        raise ValueError("not separated")
    margin = products.min().item() / separator.norm().item()
    return (inputs.norm(dim=1).max().item() / margin) ** 2


# %% wrong="mistake_bound" why="statement: 'because some example has a product of 0 or less'; a vector that gets every example wrong is turned round and accepted"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.max() < 0:
        products = -products
    if products.min() <= 0:
        raise ValueError("no boundary between the labels")
    gamma = products.min() / separator.norm()
    return float((inputs.norm(dim=1).max() / gamma) ** 2)


# %% wrong="mistake_bound" why="statement: 'the largest norm of an example' of these data; remembers the largest norm of all earlier calls"
_seen = [0.0]


def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError("not separated")
    _seen[0] = max(_seen[0], inputs.norm(dim=1).max().item())
    gamma = (products.min() / separator.norm()).item()
    return (_seen[0] / gamma) ** 2


# %% wrong="mistake_bound" why="docstring: 'shape [n, d]'; squeezes to treat a single example, and fails where d is 1"
def mistake_bound(inputs, labels, separator):
    rows = inputs.squeeze()
    if rows.dim() == 1:
        rows = rows[None]
    unit = separator / separator.norm()
    margin = (labels * (rows @ unit)).min()
    if not margin > 0:
        raise ValueError("not separated")
    return ((rows.norm(dim=1).max() / margin) ** 2).item()


# %% wrong="mistake_bound" why="statement: 'raise a ValueError' if some example is wrong; leaves the wrong ones out as long as they are fewer than a tenth"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator)
    good = products > 0
    if (~good).sum() > 0.1 * len(labels):
        raise ValueError("not separated")
    gamma = products[good].min() / separator.norm()
    return ((inputs.norm(dim=1).max() / gamma) ** 2).item()


# %% wrong="mistake_bound" why="statement: 'the margin' is the smallest product; takes the margin of the examples with the label +1 and the label -1 alone, and averages the two"
def mistake_bound(inputs, labels, separator):
    products = labels * (inputs @ separator) / separator.norm()
    if not (products > 0).all():
        raise ValueError("not separated")
    sides = [products[labels == s].min() for s in (1, -1) if (labels == s).any()]
    gamma = sum(sides) / len(sides)
    return float((inputs.norm(dim=1).max() / gamma) ** 2)


# %% right="train" why="two loops over update, stack at the end"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        wrong = 0
        for x, y in zip(inputs, labels.tolist(), strict=True):
            if y * float(weights @ x) <= 0:
                wrong += 1
                weights = weights + y * x
        history.append(weights)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return torch.stack(history), mistakes


# %% right="train" why="jumps from mistake to mistake: all scores of the rest of the epoch at once, the first wrong one by nonzero"
def train(inputs, labels, max_epochs):
    n, d = inputs.shape
    signed = labels[:, None] * inputs
    weights = inputs.new_zeros(d)
    rows, counts = [weights.clone()], []
    while len(counts) < max_epochs and (not counts or counts[-1] > 0):
        place, count = 0, 0
        while place < n:
            bad = torch.nonzero(signed[place:] @ weights <= 0)
            if len(bad) == 0:
                break
            place += int(bad[0, 0])
            weights += signed[place]
            place, count = place + 1, count + 1
        rows.append(weights.clone())
        counts.append(count)
    return torch.stack(rows), counts


# %% right="train" why="numpy buffer for the whole history, cut to its length; an example's answer by its sign"
def train(inputs, labels, max_epochs):
    x, y = inputs.numpy(), labels.numpy()
    w = np.zeros(x.shape[1])
    book = [w.copy()]
    mistakes = []
    for epoch in range(max_epochs):
        before = len(book)
        flags = np.zeros(len(x), dtype=bool)
        for i in range(len(x)):
            flags[i] = np.sign(x[i].dot(w)) != y[i]
            if flags[i]:
                w = w + y[i] * x[i]
        book.append(w.copy())
        assert len(book) == before + 1
        mistakes.append(int(np.count_nonzero(flags)))
        if not flags.any():
            break
    return torch.from_numpy(np.array(book)), mistakes


# %% right="train" why="a class with a method per epoch, Python lists, recursion-free iterator"
class _Machine:
    def __init__(self, size):
        self.weights = [0.0] * size

    def epoch(self, rows, signs):
        count = 0
        for row, sign in zip(rows, signs):
            score = sum(a * b for a, b in zip(self.weights, row))
            if sign * score <= 0:
                self.weights = [a + sign * b for a, b in zip(self.weights, row)]
                count += 1
        return count


def train(inputs, labels, max_epochs):
    rows, signs = inputs.tolist(), labels.tolist()
    machine = _Machine(inputs.shape[1])
    history, mistakes = [machine.weights], []
    for count in itertools.islice(
        iter(lambda: machine.epoch(rows, signs), None), max_epochs
    ):
        history.append(machine.weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.tensor(history, dtype=torch.float64), mistakes


# %% wrong="train" why="statement: 'one by one'; adds all mistakes of an epoch at once, found with the weights at its beginning"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        bad = labels * (inputs @ weights) <= 0
        weights = weights + labels[bad] @ inputs[bad]
        history.append(weights)
        mistakes.append(int(bad.sum()))
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="statement: 'in the given order, in every epoch'; goes backwards in every second epoch"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    order = list(range(len(labels)))
    for _ in range(max_epochs):
        count = 0
        for i in order:
            new = weights
            if labels[i].item() * float(weights @ inputs[i]) <= 0:
                new = weights + labels[i] * inputs[i]
                count += 1
            weights = new
        order.reverse()
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="statement: 'in the given order'; a permutation from torch's global generator in each epoch"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        count = 0
        for i in torch.randperm(len(labels)).tolist():
            if labels[i] * (weights @ inputs[i]) <= 0:
                weights = weights + labels[i] * inputs[i]
                count += 1
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="statement: 'stop after the first epoch without a mistake'; stops also when an epoch ends with the (nonzero) weights with which it began"
def train(inputs, labels, max_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    while len(mistakes) < max_epochs:
        count = 0
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count += 1
        history.append(weights)
        mistakes.append(count)
        if torch.equal(history[-1], history[-2]) and weights.any():
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="table: 'float64' weights; computes in float32 and converts the history at the end"
def train(inputs, labels, max_epochs):
    x, y = inputs.float(), labels.float()
    weights = torch.zeros(x.shape[1])
    history, mistakes = [weights.clone()], []
    for _ in range(max_epochs):
        count = 0
        for i in range(len(x)):
            if y[i] * (weights @ x[i]) <= 0:
                weights += y[i] * x[i]
                count += 1
        history.append(weights.clone())
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history).double(), mistakes


# %% wrong="train" why="statement: 'take the examples one by one'; an example that stands twice with the same label is taken once"
def train(inputs, labels, max_epochs):
    pairs = dict.fromkeys(
        (tuple(x), y) for x, y in zip(inputs.tolist(), labels.tolist())
    )
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        count = 0
        for row, y in pairs:
            x = torch.tensor(row, dtype=torch.float64)
            if y * float(w @ x) <= 0:
                w, count = w + y * x, count + 1
        history.append(w)
        mistakes.append(count)
        if not count:
            break
    return torch.stack(history), mistakes


# %% wrong="train" why="pseudocode: 'y (w . x) <= 0'; a product up to 1e-9 counts as a mistake, so small inputs are trained on too long"
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


# %% wrong="train" why="statement: 'begin with zeros' for the data given; keeps results by the address of the data, and returns the old (and same) ones after the data have changed in place"
_runs = {}


def train(inputs, labels, max_epochs):
    key = (id(inputs), id(labels), max_epochs)
    if key not in _runs:
        w = torch.zeros(inputs.shape[1], dtype=torch.float64)
        history, mistakes = [w], []
        for _ in range(max_epochs):
            count = 0
            for x, y in zip(inputs, labels):
                if y * (w @ x) <= 0:
                    w = w + y * x
                    count += 1
            history.append(w)
            mistakes.append(count)
            if count == 0:
                break
        _runs[key] = inputs, labels, torch.stack(history), mistakes
    return _runs[key][2:]


# %% wrong="train" why="statement: 'the number of mistakes made during each epoch'; counts the examples that the weights at the beginning of the epoch get wrong"
def train(inputs, labels, max_epochs):
    w = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [w], []
    for _ in range(max_epochs):
        mistakes.append(int((labels * (inputs @ w) <= 0).sum()))
        for x, y in zip(inputs, labels):
            if y * (w @ x) <= 0:
                w = w + y * x
        history.append(w)
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes


# %% right="boundary_figure" why="pyplot, two values of x, viridis, limits from the examples with some room"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "tab:blue"), (-1, "minus", "tab:orange")):
        own = inputs[labels == sign]
        axes.plot(
            own[:, 1], own[:, 2], linestyle="none", marker="o", color=colour, label=name
        )
    ends = np.array([inputs[:, 1].min().item(), inputs[:, 1].max().item()])
    n = len(history) - 1
    for k in range(1, n + 1):
        w0, w1, w2 = history[k].tolist()
        axes.plot(
            ends,
            -(w0 + w1 * ends) / w2,
            "-",
            color=plt.get_cmap("viridis")(k / n),
            linewidth=3 if k == n else 1,
            label=f"epoch {k}",
        )
    low, high = inputs[:, 1:].min(dim=0).values, inputs[:, 1:].max(dim=0).values
    room = 0.1 * (high - low)
    axes.set_xlim((low - room)[0].item(), (high + room)[0].item())
    axes.set_ylim((low - room)[1].item(), (high + room)[1].item())
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% right="boundary_figure" why="scatter of squares and triangles, twelve hand-picked colours, newest line drawn first with zorder, widths that grow, limits wider, legend outside"
def boundary_figure(inputs, labels, history):
    colours = [
        "black",
        "red",
        "blue",
        "limegreen",
        "magenta",
        "gold",
        "cyan",
        "saddlebrown",
        "grey",
        "darkgreen",
        "navy",
        "pink",
    ]
    figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
    xs, ys = inputs[:, 1].numpy(), inputs[:, 2].numpy()
    x_room, y_room = np.ptp(xs), np.ptp(ys)
    reach = np.linspace(xs.min() - x_room, xs.max() + x_room, 7)
    n = len(history) - 1
    for k in reversed(range(1, n + 1)):
        w0, w1, w2 = history[k].numpy()
        axes.plot(
            reach,
            -w0 / w2 - w1 / w2 * reach,
            color=colours[k - 1],
            lw=1 + 0.2 * k,
            zorder=3 + k,
            label=f"epoch {k}",
        )
    is_plus = (labels > 0).numpy()
    axes.scatter(xs[is_plus], ys[is_plus], color="C0", marker="^", label="plus")
    axes.scatter(xs[~is_plus], ys[~is_plus], color="C1", marker="s", label="minus")
    axes.set_xlim(xs.min() - 0.3 * x_room, xs.max() + 0.3 * x_room)
    axes.set_ylim(ys.min() - 0.3 * y_room, ys.max() + 0.3 * y_room)
    axes.set_xlabel("entry 1 of the example")
    axes.set_ylabel("entry 2 of the example")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


# %% right="boundary_figure" why="a Figure without pyplot, all lines in one call of axes.plot with a matrix, restyled afterwards, legend with explicit handles"
def boundary_figure(inputs, labels, history):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    points = inputs[:, 1:].numpy()
    low, high = points.min(axis=0), points.max(axis=0)
    room = (high - low) / 8
    w = history[1:].numpy()
    x = np.array([low[0] - room[0], high[0] + room[0]])
    y = -(w[:, :1] + w[:, 1:2] * x) / w[:, 2:]
    lines = axes.plot(x, y.T)
    shades = plt.get_cmap("turbo")(np.linspace(0.05, 0.95, len(lines)))
    for line, shade in zip(lines, shades, strict=True):
        line.set(color=shade, linewidth=1.2)
    lines[-1].set_linewidth(3.5)
    (plus,) = axes.plot(*points[labels.numpy() == 1].T, "P", color="crimson")
    (minus,) = axes.plot(*points[labels.numpy() == -1].T, "X", color="black")
    axes.set(xlim=x, ylim=(low[1] - room[1], high[1] + room[1]))
    axes.set(xlabel="first feature", ylabel="second feature", title="boundaries")
    names = ["plus", "minus"] + [f"epoch {k + 1}" for k in range(len(lines))]
    axes.legend([plus, minus, *lines], names, fontsize=7)
    return figure


# %% wrong="boundary_figure" why="statement: 'no two lines in the same colour'; the colour cycle tab10 comes again at epochs 11 and 12"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "blue"), (-1, "minus", "red")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=colour, label=name)
    ends = torch.stack([inputs[:, 1].min(), inputs[:, 1].max()])
    n = len(history) - 1
    tab = plt.get_cmap("tab10").colors
    for k in range(1, n + 1):
        w = history[k]
        axes.plot(
            ends,
            -(w[0] + w[1] * ends) / w[2],
            color=tab[(k - 1) % 10],
            linewidth=3 if k == n else 1.2,
            label=f"epoch {k}",
        )
    low, high = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    axes.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'no two lines in the same or nearly the same colour'; the circle of hues ends where it begins, so the first and the last line are both red"
from matplotlib.colors import hsv_to_rgb


def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "tab:blue"), (-1, "minus", "black")):
        own = inputs[labels == sign]
        axes.scatter(own[:, 1], own[:, 2], color=colour, label=name)
    x = np.array([inputs[:, 1].min(), inputs[:, 1].max()])
    n = len(history) - 1
    colours = [hsv_to_rgb((hue, 1.0, 0.9)) for hue in np.linspace(0, 1, n)]
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=colours[k - 1],
            lw=3 if k == n else 1,
            label=f"epoch {k}",
        )
    low, high = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    axes.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'one straight line' on the boundary; steep lines are clipped to the limits and get bends"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "tab:blue"), (-1, "minus", "tab:red")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=colour, label=name)
    low, high = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    low, high = low - (high - low), high + (high - low)
    x = np.linspace(inputs[:, 1].min().item(), inputs[:, 1].max().item(), 50)
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        y = np.clip(-(w0 + w1 * x) / w2, low, high)
        axes.plot(
            x,
            y,
            color=plt.get_cmap("viridis")(k / n),
            lw=3 if k == n else 1,
            label=f"epoch {k}",
        )
    axes.set(xlabel="$x_1$", ylabel="$x_2$", ylim=(low, high))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'two epochs may have the same weights: draw both lines'; leaves out an epoch whose weights came already"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "tab:blue"), (-1, "minus", "tab:red")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=colour, label=name)
    x = np.array([inputs[:, 1].min(), inputs[:, 1].max()])
    rows = dict.fromkeys(map(tuple, history[1:].tolist()))
    for k, (w0, w1, w2) in enumerate(rows, start=1):
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("viridis")(k / len(rows)),
            lw=3 if k == len(rows) else 1,
            label=f"epoch {k}",
        )
    low, high = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    axes.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'the centre of every example within the limits of the axes'; fixed limits that fit small examples around the origin"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", "tab:blue"), (-1, "minus", "tab:red")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], "o", color=colour, label=name)
    x = np.array([inputs[:, 1].min() - 1, inputs[:, 1].max() + 1])
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("viridis")(k / n),
            lw=3 if k == n else 1,
            label=f"epoch {k}",
        )
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-3, 3), ylim=(-3, 3))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'at least from the leftmost to the rightmost example'; the lines go over the examples of the label +1 and a little beyond"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    plus, minus = inputs[labels > 0], inputs[labels < 0]
    axes.plot(plus[:, 1], plus[:, 2], "o", color="tab:blue", label="plus")
    axes.plot(minus[:, 1], minus[:, 2], "s", color="tab:red", label="minus")
    x = np.array([plus[:, 1].min() - 1.5, plus[:, 1].max() + 1.5])
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("viridis")(k / n),
            lw=3 if k == n else 1,
            label=f"epoch {k}",
        )
    points = inputs[:, 1:].numpy()
    room = np.ptp(points, axis=0) / 10
    (left, low), (right, high) = points.min(axis=0) - room, points.max(axis=0) + room
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(low, high))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'each lies over those of the epochs before it'; draws from the last epoch to the first, so the first lies on top"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    plus, minus = inputs[labels > 0], inputs[labels < 0]
    axes.plot(plus[:, 1], plus[:, 2], "o", color="tab:blue", label="plus")
    axes.plot(minus[:, 1], minus[:, 2], "s", color="tab:red", label="minus")
    x = np.array([inputs[:, 1].min(), inputs[:, 1].max()])
    n = len(history) - 1
    for k in range(n, 0, -1):
        w0, w1, w2 = history[k].tolist()
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("plasma")(k / (n + 1)),
            lw=4 if k == n else 1,
            label=f"epoch {k}",
        )
    points = inputs[:, 1:].numpy()
    room = np.ptp(points, axis=0) / 10
    (left, low), (right, high) = points.min(axis=0) - room, points.max(axis=0) + room
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(low, high))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'the last one is thicker than all others'; makes the epoch thick that first has the last weights"
def boundary_figure(inputs, labels, history):
    figure, axes = plt.subplots()
    plus, minus = inputs[labels > 0], inputs[labels < 0]
    axes.plot(plus[:, 1], plus[:, 2], "o", color="tab:blue", label="plus")
    axes.plot(minus[:, 1], minus[:, 2], "s", color="tab:red", label="minus")
    x = np.array([inputs[:, 1].min(), inputs[:, 1].max()])
    rows = history.tolist()
    n = len(rows) - 1
    final = rows.index(rows[-1])
    for k in range(1, n + 1):
        w0, w1, w2 = rows[k]
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("viridis")(k / n),
            lw=4 if k == final else 1,
            label=f"epoch {k}",
        )
    points = inputs[:, 1:].numpy()
    room = np.ptp(points, axis=0) / 10
    (left, low), (right, high) = points.min(axis=0) - room, points.max(axis=0) + room
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(low, high))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="statement: 'a new one at each call'; draws into figure 31 that pyplot keeps, cleared first"
def boundary_figure(inputs, labels, history):
    figure = plt.figure(31)
    figure.clear()
    axes = figure.add_subplot()
    plus, minus = inputs[labels > 0], inputs[labels < 0]
    axes.plot(plus[:, 1], plus[:, 2], "o", color="tab:blue", label="plus")
    axes.plot(minus[:, 1], minus[:, 2], "s", color="tab:red", label="minus")
    x = np.array([inputs[:, 1].min(), inputs[:, 1].max()])
    n = len(history) - 1
    for k, (w0, w1, w2) in enumerate(history[1:].tolist(), start=1):
        axes.plot(
            x,
            -(w0 + w1 * x) / w2,
            color=plt.get_cmap("viridis")(k / n),
            lw=4 if k == n else 1,
            label=f"epoch {k}",
        )
    points = inputs[:, 1:].numpy()
    room = np.ptp(points, axis=0) / 10
    (left, low), (right, high) = points.min(axis=0) - room, points.max(axis=0) + room
    axes.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(low, high))
    axes.legend()
    return figure


# %% right="pocket" why="the loop of the statement with update and n_wrong"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights.clone(), n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels.tolist(), strict=True):
            if y * float(weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights.clone(), count
    return best, fewest


# %% right="pocket" why="a generator of all weights, and min with a key, which keeps the first of equals"
def _all_weights(inputs, labels, n_epochs):
    w = inputs.new_zeros(inputs.shape[1])
    yield w
    for i in list(range(len(labels))) * n_epochs:
        if labels[i] * torch.dot(inputs[i], w) <= 0:
            w = torch.add(w, inputs[i], alpha=labels[i].item())
            yield w


def pocket(inputs, labels, n_epochs):
    def wrong(w):
        return (torch.sign(torch.mv(inputs, w)) != labels).sum().item()

    best = min(_all_weights(inputs, labels, n_epochs), key=wrong)
    return best, wrong(best)


# %% right="pocket" why="numpy: first all weights, then one matrix product counts, np.argmin takes the first"
def pocket(inputs, labels, n_epochs):
    signed = (labels[:, None] * inputs).numpy()
    book = [np.zeros(signed.shape[1])]
    for _ in range(n_epochs):
        n_before = len(book)
        for row in signed:
            if not (row * book[-1]).sum() > 0:
                book.append(book[-1] + row)
        if len(book) == n_before:
            break
    table = np.stack(book)
    counts = np.sum(table @ signed.T <= 0, axis=1)
    place = int(np.argmin(counts))
    return torch.from_numpy(table[place].copy()), int(counts[place])


# %% right="pocket" why="a small class with in-place weights, copies into the pocket, stops at none wrong"
class _Pocket:
    def __init__(self, inputs, labels):
        self.inputs, self.labels = inputs, labels
        self.now = torch.zeros(inputs.shape[1], dtype=torch.float64)
        self.best = self.now.clone()
        self.count = len(labels)

    def see(self, i):
        x, y = self.inputs[i], self.labels[i].item()
        if y * (x @ self.now).item() > 0:
            return
        self.now.add_(x, alpha=y)
        count = len(self.labels) - int(
            (self.labels * (self.inputs @ self.now)).gt(0).sum()
        )
        if count < self.count:
            self.best.copy_(self.now)
            self.count = count


def pocket(inputs, labels, n_epochs):
    run = _Pocket(inputs, labels)
    for _, i in itertools.product(range(n_epochs), range(len(labels))):
        run.see(i)
        if run.count == 0:
            break
    return run.best, run.count


# %% wrong="pocket" why="statement: 'after each update'; compares before each example is looked at, and so forgets an update at the very last example"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            count = n_wrong(weights, inputs, labels)
            if count < fewest:
                best, fewest = weights, count
            if y * (weights @ x) <= 0:
                weights = weights + y * x
    return best.clone(), fewest


# %% wrong="pocket" why="statement: 'run n_epochs epochs'; gives up after an epoch in which the pocket did not change"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        improved = False
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest, improved = weights, count, True
        if not improved:
            break
    return best.clone(), fewest


# %% wrong="pocket" why="statement: 'of equals, the earlier ones stay'; of equals it keeps the shorter weights"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (weights @ x) > 0:
                continue
            weights = weights + y * x
            count = n_wrong(weights, inputs, labels)
            if (count, weights.norm()) < (fewest, best.norm()):
                best, fewest = weights, count
    return best.clone(), fewest


# %% wrong="pocket" why="statement: 'the perceptron goes on from its own weights'; each epoch begins with those in the pocket"
def pocket(inputs, labels, n_epochs):
    best = torch.zeros(inputs.shape[1], dtype=torch.float64)
    fewest = n_wrong(best, inputs, labels)
    for _ in range(n_epochs):
        weights = best.clone()
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights.clone(), count
    return best, fewest


# %% wrong="pocket" why="statement: 'the number of examples that they get wrong'; counts by a rate, and int cuts 0.9999999 off to 0 for some n"
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


# %% wrong="pocket" why="statement: 'after each update count'; Gallant's own ratchet: counts only when the run of right answers is the longest so far"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    run = longest = 0
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                run = 0
                continue
            run += 1
            if run > longest:
                longest = run
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
    return best.clone(), fewest


# %% wrong="pocket" why="statement: 'count how many of all examples'; examples that stand twice are counted once"
def pocket(inputs, labels, n_epochs):
    pairs = torch.unique(torch.cat([inputs, labels[:, None]], dim=1), dim=0)
    unique_inputs, unique_labels = pairs[:, :-1], pairs[:, -1]
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(pairs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, unique_inputs, unique_labels)
                if count < fewest:
                    best, fewest = weights, count
    return best.clone(), fewest


# %% wrong="pocket" why="statement: 'after each update' compare; of each epoch only the first update that improves on the pocket goes in"
def pocket(inputs, labels, n_epochs):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(labels)
    for _ in range(n_epochs):
        candidates = []
        for x, y in zip(inputs, labels):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                candidates.append((n_wrong(weights, inputs, labels), weights))
        better = [one for one in candidates if one[0] < fewest]
        if len(better) == 0:
            continue
        fewest, best = better[0]
    return best.clone(), fewest
