# %% right="update" why="a plain question with if and else, clone in the one branch and a sum in the other"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    score = weights @ x
    if label * score > 0:
        return weights.clone()
    return weights + label * x

# %% right="update" why="no branch: torch.where chooses between the two vectors, and makes a new one"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    is_mistake = label * torch.dot(weights, x) <= 0
    return torch.where(is_mistake, weights + label * x, weights)

# %% right="update" why="plain Python numbers in lists, back into a tensor of the same dtype"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    old, example = weights.tolist(), x.tolist()
    score = 0.0
    for w, number in zip(old, example, strict=True):
        score += w * number
    if label * score <= 0:
        old = [w + label * number for w, number in zip(old, example, strict=True)]
    return torch.tensor(old, dtype=weights.dtype)

# %% right="update" why="compares the sign of the score with the label (sign 0 is neither), and adds in place to a copy"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    new = weights.detach().clone()
    answer = torch.sign(torch.sum(weights * x)).item()
    if answer != label:
        new.add_(x, alpha=label)
    return new

# %% right="update" why="NumPy: a copy of the array, changed by a small class that owns its weights"
class _Machine:
    def __init__(self, weights: np.ndarray) -> None:
        self.weights = np.array(weights, copy=True)

    def see(self, x: np.ndarray, label: float) -> None:
        if label * np.inner(self.weights, x) <= 0:
            self.weights += np.asarray(label, dtype=x.dtype) * x


def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    machine = _Machine(weights.detach().numpy())
    machine.see(x.detach().numpy(), label)
    return torch.from_numpy(machine.weights)

# %% wrong="update" why="statement: '0 or less'; asks for a margin of 1 (hinge loss), so an example that is right with a score of 0.5 changes the weights"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if label * float(weights @ x) < 1:
        return weights + label * x
    return weights.clone()

# %% wrong="update" why="statement: 'label times the score is 0 or less'; int() cuts the score to a whole number, and a score of 0.7 becomes 0, a mistake"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    score = int(weights @ x)
    if score * label <= 0:
        return weights + label * x
    return weights.clone()

# %% wrong="update" why="docstring: 'dtype of weights'; the answer is float64 for weights of float32, too"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    w, example = weights.double(), x.double()
    if label * (w @ example) <= 0:
        return w + label * example
    return w.clone()

# %% wrong="update" why="docstring: 'float32 or float64'; works in float32 and only names the result float64, so that 0.1 is no longer 0.1"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    w, example = torch.tensor(weights.tolist()), torch.tensor(x.tolist())
    if label * (w @ example) <= 0:
        w = w + label * example
    return w.to(weights.dtype)

# %% wrong="update" why="statement: 'return a new tensor'; a buffer for each length is kept, so the result of the call before changes (and may be an argument of this one)"
_buffers: dict = {}


def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    key = (len(weights), weights.dtype)
    result = _buffers.setdefault(key, torch.empty_like(weights))
    is_mistake = label * float(weights @ x) <= 0
    result.copy_(weights)
    if is_mistake:
        result += label * x
    return result

# %% wrong="update" why="statement: 'In both cases return a new tensor'; contiguous() copies nothing where the weights are contiguous already"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.contiguous()

# %% wrong="update" why="statement: 'shares no memory with an argument'; from zero weights and for the label 1 it hands out x itself"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if not weights.any():
        return x if label == 1 else -x
    if label * (weights @ x) <= 0:
        return weights + label * x
    return weights.clone()

# %% wrong="update" why="statement: '0 or less'; answers plus for a score of 0, so that a score of 0 with the label 1 is no mistake"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    answer = 1.0 if weights @ x >= 0 else -1.0
    return weights.clone() if answer == label else weights + label * x

# %% wrong="update" why="statement: '0 or less'; isclose takes every small score for 0, so that a right score of 1e-9 is a mistake"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    product = label * float(weights @ x)
    if product < 0 or math.isclose(product, 0.0, abs_tol=1e-8):
        return weights + label * x
    return weights.clone()

# %% wrong="update" why="statement: 'return a new tensor'; adds to the caller's weights in place and returns a copy of them"
def update(weights: torch.Tensor, x: torch.Tensor, label: float) -> torch.Tensor:
    if label * float(weights @ x) <= 0:
        weights += label * x
    return weights.clone()

# %% right="mistake_bound" why="as the hint says: unit vector, smallest product, largest norm"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    products = labels * (inputs @ separator)
    if (products <= 0).any():
        raise ValueError("this vector does not separate the data")
    longest = separator.abs().max()
    unit = separator / longest
    unit = unit / unit.norm()
    margin = (labels * (inputs @ unit)).min()
    radius = inputs.norm(dim=1).max()
    return ((radius / margin) ** 2).item()

# %% right="mistake_bound" why="plain Python, example by example, with math.hypot and running extremes"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    v = separator.tolist()
    length = math.hypot(*v)
    radius, worst = 0.0, math.inf
    for x, y in zip(inputs.tolist(), labels.tolist(), strict=True):
        product = y * sum(a * b for a, b in zip(x, v, strict=True))
        if not product > 0:
            raise ValueError(f"the example {x} has the product {product}")
        worst = min(worst, product)
        radius = max(radius, math.hypot(*x))
    ratio = radius / (worst / length)
    return ratio * ratio

# %% right="mistake_bound" why="NumPy, with the three factors apart: R times the norm of v over the smallest product, squared"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    signed = inputs.numpy() * labels.numpy()[:, np.newaxis]
    v = separator.numpy()
    smallest = np.min(signed.dot(v))
    if smallest <= 0:
        raise ValueError("not separated")
    root = np.linalg.norm(signed, axis=1).max() * (np.linalg.norm(v) / smallest)
    return float(np.square(root))

# %% right="mistake_bound" why="sorts the signed rows, and lets a small class hold radius and margin"
class _Separated:
    def __init__(
        self, inputs: torch.Tensor, labels: torch.Tensor, v: torch.Tensor
    ) -> None:
        self._signed = torch.einsum("n,nd->nd", labels, inputs)
        self._length = torch.linalg.vector_norm(v).item()
        self._products = sorted(torch.mv(self._signed, v).tolist())

    @property
    def radius(self) -> float:
        return math.sqrt(max(row @ row for row in self._signed))

    @property
    def margin(self) -> float:
        if self._products[0] <= 0:
            raise ValueError("some example is on the wrong side, or on the boundary")
        return self._products[0] / self._length


def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    data = _Separated(inputs, labels, separator)
    return (data.radius / data.margin) ** 2.0

# %% wrong="mistake_bound" why="statement: 'the margin of the unit vector of v'; a vector shorter than 1 is left as short as it is"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    unit = separator / max(separator.norm().item(), 1.0)
    margin = (labels * (inputs @ unit)).min().item()
    if margin <= 0:
        raise ValueError("not separated")
    return (inputs.norm(dim=1).max().item() / margin) ** 2

# %% wrong="mistake_bound" why="statement: 'R is the largest norm of an example and gamma the margin'; takes the largest ratio of norm and product of one and the same example"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    products = labels * (inputs @ separator) / separator.norm()
    if not (products > 0).all():
        raise ValueError("not separated")
    return float(((inputs.norm(dim=1) / products) ** 2).max())

# %% wrong="mistake_bound" why="statement: 'the largest norm of an example'; keeps R of the first data of a shape, and uses it for other data of this shape"
_radius_of: dict = {}


def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    if inputs.shape not in _radius_of:
        _radius_of[inputs.shape] = inputs.norm(dim=1).max().item()
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError("not separated")
    margin = products.min().item() / separator.norm().item()
    return (_radius_of[inputs.shape] / margin) ** 2

# %% wrong="mistake_bound" why="statement: ValueError only for a product of 0 or less; refuses separated data whose margin is below 1e-6"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    if not separator.any():
        raise ValueError("zeros separate nothing")
    unit = separator / separator.norm()
    margin = float((labels * (inputs @ unit)).min())
    if margin < 1e-6:
        raise ValueError("not separated")
    return (float(inputs.norm(dim=1).max()) / margin) ** 2

# %% wrong="mistake_bound" why="docstring: 'a vector of any length'; normalize of PyTorch divides by at least 1e-12, so that a very short vector does not become a unit vector"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    unit = torch.nn.functional.normalize(separator, dim=0)
    products = labels * (inputs @ unit)
    if (products <= 0).any():
        raise ValueError("not separated")
    return ((inputs.norm(dim=1).max() / products.min()) ** 2).item()

# %% wrong="mistake_bound" why="statement: 'the largest norm of an example'; takes the first example's norm, as if all were as long as it"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    products = labels * (inputs @ separator)
    if products.min() <= 0:
        raise ValueError("not separated")
    radius_squared = float(inputs[0] @ inputs[0])
    return radius_squared * float(separator @ separator) / float(products.min()) ** 2

# %% wrong="mistake_bound" why="statement: 'y_i (v . x_i) <= 0' is refused; a product of exactly 0 passes, and the bound is infinite"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    products = labels * (inputs @ separator)
    if not separator.any() or (products < 0).any():
        raise ValueError("not separated")
    margin = products.min() / separator.norm()
    return ((inputs.norm(dim=1).max() / margin) ** 2).item()

# %% wrong="mistake_bound" why="statement: 'because some example has y_i (v . x_i) <= 0'; a vector that has all answers the wrong way round is turned round, not refused"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    products = labels * (inputs @ separator)
    if (products < 0).all():
        products = -products
    if (products <= 0).any():
        raise ValueError("not separated")
    margin = products.min() / separator.norm()
    return float((inputs.norm(dim=1).max() / margin).square())

# %% wrong="mistake_bound" why="docstring: float64; the numbers go through float32, and the bound is wrong from the eighth digit on (or infinite)"
def mistake_bound(
    inputs: torch.Tensor, labels: torch.Tensor, separator: torch.Tensor
) -> float:
    rows, v = inputs.float(), separator.float()
    products = labels.float() * (rows @ v)
    if products.min() <= 0:
        raise ValueError("not separated")
    return ((rows.norm(dim=1).max() * v.norm() / products.min()) ** 2).item()

# %% right="train" why="as the hint says, with update, a list of weights and torch.stack"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        count = 0
        for x, label in zip(inputs, labels.tolist(), strict=True):
            if label * float(weights @ x) <= 0:
                count += 1
            weights = update(weights, x, label)
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes

# %% right="train" why="plain lists, a while loop, no tensor before the end"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    examples = list(zip(inputs.tolist(), labels.tolist(), strict=True))
    w = [0.0] * inputs.size(1)
    rows: list[list[float]] = [w]
    mistakes: list[int] = []
    while len(mistakes) < max_epochs and (not mistakes or mistakes[-1] > 0):
        n = 0
        for x, y in examples:
            score = sum(a * b for a, b in zip(w, x, strict=True))
            if y * score <= 0:
                w = [a + y * b for a, b in zip(w, x, strict=True)]
                n += 1
        rows.append(w)
        mistakes.append(n)
    return torch.tensor(rows, dtype=torch.float64), mistakes

# %% right="train" why="jumps: all scores that are left in the epoch at once, on to the first mistake among them"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    signed = (labels[:, None] * inputs).numpy()
    w = np.zeros(signed.shape[1])
    rows, counts = [w.copy()], []
    for _ in range(max_epochs):
        start = n = 0
        while start < len(signed):
            wrong = np.flatnonzero(signed[start:] @ w <= 0)
            if wrong.size == 0:
                break
            start += int(wrong[0])
            w += signed[start]
            start += 1
            n += 1
        rows.append(w.copy())
        counts.append(n)
        if not n:
            break
    return torch.from_numpy(np.stack(rows)), counts

# %% right="train" why="a class with a method for one epoch, and a generator of epochs"
class _Learner:
    def __init__(self, inputs: torch.Tensor, labels: torch.Tensor) -> None:
        self.signed = labels.unsqueeze(1) * inputs
        self.weights = inputs.new_zeros(inputs.shape[1])

    def epoch(self) -> int:
        n = 0
        for row in self.signed:
            if torch.dot(self.weights, row).item() <= 0:
                self.weights = self.weights + row
                n += 1
        return n

    def epochs(self, most: int):
        for _ in range(most):
            n = self.epoch()
            yield self.weights, n
            if n == 0:
                return


def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    learner = _Learner(inputs, labels)
    first = learner.weights
    weights, mistakes = zip(*learner.epochs(max_epochs), strict=True)
    return torch.vstack([first, *weights]), list(mistakes)

# %% right="train" why="one endless stream of examples; as many right answers in a row as there are examples end it, for the epoch that runs then has no mistake"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    n = len(inputs)
    weights = torch.zeros(1, inputs.shape[1], dtype=torch.float64)
    history, mistakes, streak = weights.clone(), [], 0
    for step in itertools.count():
        epoch, i = divmod(step, n)
        if epoch == max_epochs:
            break
        if i == 0:
            mistakes.append(0)
        if (labels[i] * (inputs[i] @ weights[0])).item() > 0:
            streak += 1
        else:
            weights = weights + labels[i] * inputs[i]
            mistakes[-1] += 1
            streak = 0
        if i == n - 1 or streak == n:
            history = torch.cat([history, weights])
        if streak == n:
            break
    return history, mistakes

# %% wrong="train" why="statement: 'take the examples one by one'; all scores of an epoch are taken with the weights at its beginning (a batch)"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        is_wrong = labels * (inputs @ weights) <= 0
        weights = weights + labels[is_wrong] @ inputs[is_wrong]
        history.append(weights)
        mistakes.append(int(is_wrong.sum()))
        if mistakes[-1] == 0:
            break
    return torch.stack(history), mistakes

# %% wrong="train" why="statement: 'in the given order, in every epoch'; every second epoch goes backwards"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    order = list(range(len(inputs)))
    for _ in range(max_epochs):
        count = 0
        for i in order:
            if labels[i] * (weights @ inputs[i]) <= 0:
                weights = weights + labels[i] * inputs[i]
                count += 1
        order.reverse()
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes

# %% wrong="train" why="statement: 'Stop after the first epoch without a mistake, or after max_epochs'; gives up when five epochs in a row have not lowered the fewest mistakes"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    while len(mistakes) < max_epochs:
        count = 0
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count += 1
        history.append(weights)
        mistakes.append(count)
        if count == 0 or (len(mistakes) > 5 and min(mistakes[-5:]) >= min(mistakes[:-5])):
            break
    return torch.stack(history), mistakes

# %% wrong="train" why="docstring: float64; learns in float32 and turns the history into float64 at the end"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    rows, signs = inputs.to(torch.float32), labels.to(torch.float32)
    weights = torch.zeros(inputs.shape[1])
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        count = 0
        for x, y in zip(rows, signs, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count += 1
        history.append(weights)
        mistakes.append(count)
        if not count:
            break
    return torch.stack(history).to(torch.float64), mistakes

# %% wrong="train" why="a score of 0 is a mistake: an example of zeros is one in every epoch; here it is left out, since its update changes nothing"
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

# %% wrong="train" why="remembers results by shape and max_epochs: other data of the same shape get the answer of the first ones"
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

# %% wrong="train" why="statement: 'Stop after the first epoch without a mistake'; stops as soon as the weights at the end of two epochs are the same, mistakes or not"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    history = [torch.zeros(inputs.shape[1], dtype=torch.float64)]
    mistakes = []
    while len(mistakes) < max_epochs:
        weights, count = history[-1].clone(), 0
        for i in range(len(inputs)):
            if labels[i] * torch.dot(weights, inputs[i]) <= 0:
                weights += labels[i] * inputs[i]
                count += 1
        history.append(weights)
        mistakes.append(count)
        if torch.equal(history[-1], history[-2]):
            break
    return torch.stack(history), mistakes

# %% wrong="train" why="statement: 'a list of plain whole numbers'; the counts are numbers of NumPy"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    x, y = inputs.numpy(), labels.numpy()
    w = np.zeros(x.shape[1])
    rows, counts = [w], np.zeros(0, dtype=np.int64)
    for _ in range(max_epochs):
        n = 0
        for i in range(len(x)):
            if y[i] * (w @ x[i]) <= 0:
                w = w + y[i] * x[i]
                n += 1
        rows.append(w)
        counts = np.append(counts, n)
        if n == 0:
            break
    return torch.from_numpy(np.array(rows)), list(counts)

# %% wrong="train" why="statement: 'after the first epoch without a mistake, which counts as an epoch'; where the epoch before leaves no example wrong, it stops there, and the clean epoch is missing"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for _ in range(max_epochs):
        count = 0
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count += 1
        history.append(weights)
        mistakes.append(count)
        if n_wrong_left(weights, inputs, labels) == 0:
            break
    return torch.stack(history), mistakes


def n_wrong_left(weights, inputs, labels) -> int:
    return int((labels * (inputs @ weights) <= 0).sum())

# %% wrong="train" why="statement: 'a score of exactly 0 is a mistake, too'; from the second epoch on only negative products are mistakes"
def train(
    inputs: torch.Tensor, labels: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, list[int]]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    history, mistakes = [weights], []
    for epoch in range(max_epochs):
        count = 0
        for x, y in zip(inputs, labels, strict=True):
            product = float(y * (weights @ x))
            if product < 0 or (product == 0 and (epoch == 0 or not weights.any())):
                weights = weights + y * x
                count += 1
        history.append(weights)
        mistakes.append(count)
        if count == 0:
            break
    return torch.stack(history), mistakes

# %% right="boundary_figure" why="plot for markers and lines, two ends for each line, colours round the wheel of hues"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    import colorsys

    figure, axes = plt.subplots(figsize=(6.4, 4))
    for sign, name, marker, colour in (
        (1.0, "plus", "o", plots.PALETTE[0]),
        (-1.0, "minus", "s", plots.PALETTE[1]),
    ):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker, color=colour, label=name)
    low, high = inputs[:, 1].min().item(), inputs[:, 1].max().item()
    room = 0.1 * (high - low) or 1.0
    ends = np.array([low - room, high + room])
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        axes.plot(
            ends,
            -(bias + w1 * ends) / w2,
            "-",
            color=colorsys.hsv_to_rgb(0.25 + 0.65 * k / n, 1.0, 0.7),
            linewidth=3.5 if k == n else 1.2,
            label=f"epoch {k}",
        )
    bottom, top = inputs[:, 2].min().item(), inputs[:, 2].max().item()
    room_y = 0.1 * (top - bottom) or 1.0
    axes.set_xlim(ends[0], ends[1])
    axes.set_ylim(bottom - room_y, top + room_y)
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize=7)
    return figure

# %% right="boundary_figure" why="scatter, lines of many points, a ramp of colours as long as the history, one legend for the figure"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    from matplotlib.colors import LinearSegmentedColormap

    x, y, signs = inputs[:, 1].numpy(), inputs[:, 2].numpy(), labels.numpy()
    weights = history.numpy()[1:]
    ramp = LinearSegmentedColormap.from_list("ramp", ["gold", "red", "black"], N=4096)
    shades = ramp(np.linspace(0.0, 1.0, len(weights)))
    figure, ax = plt.subplots(layout="constrained")
    ax.scatter(x[signs > 0], y[signs > 0], c="tab:blue", marker="^", label="plus", zorder=5)
    ax.scatter(x[signs < 0], y[signs < 0], c="tab:green", marker="v", label="minus", zorder=5)
    pad_x, pad_y = (0.05 * np.ptp(values) + 0.05 for values in (x, y))
    along = np.linspace(x.min() - pad_x, x.max() + pad_x, 200)
    across = -(weights[:, :1] + weights[:, 1:2] * along) / weights[:, 2:]
    for k, (heights, shade) in enumerate(zip(across, shades, strict=True), start=1):
        ax.plot(along, heights, color=shade, ls="-", lw=1, label=f"epoch {k}")
    ax.lines[-1].set_linewidth(4)
    ax.set(
        xlim=(along[0], along[-1]),
        ylim=(y.min() - pad_y, y.max() + pad_y),
        xlabel="first number",
        ylabel="second number",
    )
    figure.legend(loc="outside right upper")
    return figure

# %% right="boundary_figure" why="a Figure without pyplot; marker after marker; each line is a foot point and a step along the boundary, scaled until it is wide enough"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot(1, 1, 1)
    is_named = set()
    for (_, a, b), sign in zip(inputs.tolist(), labels.tolist(), strict=True):
        name = "plus" if sign > 0 else "minus"
        axes.plot(
            [a],
            [b],
            linestyle="none",
            marker="P" if sign > 0 else "X",
            markersize=8,
            color="black" if sign > 0 else "tab:pink",
            label=None if name in is_named else name,
        )
        is_named.add(name)
    corner, opposite = inputs.amin(dim=0)[1:], inputs.amax(dim=0)[1:]
    middle = (corner + opposite) / 2
    half = torch.clamp((opposite - corner) / 2, min=0.5) * 1.15
    n_epochs = history.shape[0] - 1
    for k, w in enumerate(history[1:], start=1):
        normal = w[1:] / w[1:].norm()
        gap = w[0] / w[1:].norm() + normal @ middle
        foot = middle - gap * normal
        step = torch.stack([-normal[1], normal[0]])
        far = (half[0] + (foot[0] - middle[0]).abs()) / step[0].abs() * 1.01
        one, other = foot - far * step, foot + far * step
        share = k / n_epochs
        axes.plot(
            [one[0].item(), other[0].item()],
            [one[1].item(), other[1].item()],
            linestyle="--" if k < n_epochs else "-",
            linewidth=1.5 if k < n_epochs else 3.0,
            color=(0.9 - 0.9 * share, 0.75 - 0.4 * share, 0.1 + 0.8 * share),
            label=f"epoch {k}",
        )
    axes.set_xlim(float(middle[0] - half[0]), float(middle[0] + half[0]))
    axes.set_ylim(float(middle[1] - half[1]), float(middle[1] + half[1]))
    axes.set(xlabel="entry 1", ylabel="entry 2")
    axes.legend(ncols=2, fontsize=6, loc="best")
    return figure

# %% right="boundary_figure" why="a class; limits are left to matplotlib, so lines and examples are all in view; thickness grows with the epoch, the last one jumps"
class _Picture:
    def __init__(self) -> None:
        self.figure = plt.figure(figsize=(6, 5))
        self.axes = self.figure.add_axes((0.12, 0.12, 0.6, 0.8))

    def dots(self, points: np.ndarray, name: str, style: dict) -> None:
        self.axes.scatter(*points.T, label=name, s=40, **style)

    def line(self, weights: np.ndarray, x: np.ndarray, name: str, style: dict) -> None:
        slope, height = -weights[1] / weights[2], -weights[0] / weights[2]
        self.axes.plot(x, np.polyval([slope, height], x), label=name, **style)

    def finish(self) -> Figure:
        self.axes.set_xlabel("x1 (entry 1)")
        self.axes.set_ylabel("x2 (entry 2)")
        self.axes.set_title("the boundary after each epoch")
        self.axes.legend(bbox_to_anchor=(1.02, 1), loc="upper left", frameon=False)
        return self.figure


def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    points, signs = np.array(inputs[:, 1:]), np.array(labels)
    picture = _Picture()
    picture.dots(points[signs == 1], "plus", {"color": "crimson", "marker": "o"})
    picture.dots(points[signs == -1], "minus", {"color": "navy", "marker": "D"})
    x = np.array([points[:, 0].min() - 0.5, points[:, 0].max() + 0.5])
    n = len(history) - 1
    for k in range(1, n + 1):
        style = {
            "color": (0.0, 0.85 * (1 - k / (n + 1)), 0.3 + 0.4 * k / (n + 1)),
            "linewidth": 1 + 0.5 * k / n if k < n else 3,
            "linestyle": "solid",
        }
        picture.line(history[k].numpy(), x, f"epoch {k}", style)
    return picture.finish()

# %% wrong="boundary_figure" why="statement: 'each line in a colour of its own'; takes the colours of the cycle, of which there are seven: epoch 8 looks like epoch 1"
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

# %% wrong="boundary_figure" why="statement: 'reaches at least from the leftmost to the rightmost example'; every line goes from -3 to 3, wherever the examples are"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    axes.scatter(inputs[labels > 0, 1], inputs[labels > 0, 2], color="tab:blue", label="plus")
    axes.scatter(inputs[labels < 0, 1], inputs[labels < 0, 2], color="tab:red", label="minus")
    x, n = np.linspace(-3, 3, 100), len(history) - 1
    for k in range(1, n + 1):
        w = history[k].numpy()
        axes.plot(
            x,
            -(w[0] + w[1] * x) / w[2],
            color=plt.get_cmap("viridis")(k / n),
            linestyle="-",
            linewidth=4 if k == n else 1.5,
            label=f"epoch {k}",
        )
    axes.set(xlabel="x1", ylabel="x2")
    axes.legend()
    return figure

# %% wrong="boundary_figure" why="statement: 'no example is cut off by the limits'; limits are mean plus and minus three standard deviations, which an outlier among many leaves"
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

# %% wrong="boundary_figure" why="statement: 'with the name epoch k' for each row; from the eleventh line on only the last one is named, to keep the legend short"
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

# %% wrong="boundary_figure" why="statement: 'draw both lines'; a boundary that was there before is not drawn again"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    plus, minus = inputs[labels == 1], inputs[labels == -1]
    axes.plot(plus[:, 1], plus[:, 2], "P", color="tab:orange", label="plus")
    axes.plot(minus[:, 1], minus[:, 2], "X", color="tab:cyan", label="minus")
    x = torch.tensor([inputs[:, 1].min() - 0.3, inputs[:, 1].max() + 0.3])
    rows, seen = [], set()
    for k, w in enumerate(history.tolist()):
        if k > 0 and tuple(w) not in seen:
            rows.append((k, w))
            seen.add(tuple(w))
    for k, (bias, w1, w2) in rows:
        is_last = k == rows[-1][0]
        colour = plt.get_cmap("cividis")(k / len(history))
        axes.plot(x, -(bias + w1 * x) / w2, "-", color=colour, lw=4 if is_last else 1, label=f"epoch {k}")
    axes.set_ylim(inputs[:, 2].min().item() - 0.3, inputs[:, 2].max().item() + 0.3)
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure

# %% wrong="boundary_figure" why="statement: 'the last one thicker than all the others'; all lines with the last weights are as thick as the last"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    for sign, name, colour in ((1, "plus", plots.PALETTE[3]), (-1, "minus", plots.PALETTE[2])):
        own = inputs[labels == sign].numpy()
        axes.scatter(own[:, 1], own[:, 2], color=colour, label=name)
    x = np.array([inputs[:, 1].min().item() - 1, inputs[:, 1].max().item() + 1])
    weights = history.numpy()
    is_final = (weights == weights[-1]).all(axis=1)
    for k in range(1, len(weights)):
        axes.plot(
            x,
            -(weights[k, 0] + weights[k, 1] * x) / weights[k, 2],
            linestyle="-",
            linewidth=3.0 if is_final[k] else 1.0,
            color=plt.get_cmap("viridis")(k / len(weights)),
            label=f"epoch {k}",
        )
    axes.set(ylim=(inputs[:, 2].min().item() - 1, inputs[:, 2].max().item() + 1))
    axes.set(xlabel="x one", ylabel="x two")
    axes.legend()
    return figure

# %% wrong="boundary_figure" why="statement: 'one straight line' from the leftmost to the rightmost example; what lies above or below the examples is cut out of the line with NaN"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    for sign, name, marker in ((1, "plus", "o"), (-1, "minus", "s")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker, color="b" if sign > 0 else "r", label=name)
    bottom, top = inputs[:, 2].min().item() - 0.5, inputs[:, 2].max().item() + 0.5
    x = np.linspace(inputs[:, 1].min().item() - 0.5, inputs[:, 1].max().item() + 0.5, 301)
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        y = -(bias + w1 * x) / w2
        y[(y < bottom) | (y > top)] = np.nan
        place = np.where(np.isnan(y), np.nan, x)
        axes.plot(place, y, "-", color=plt.get_cmap("viridis")(k / n), lw=3 if k == n else 1, label=f"epoch {k}")
    axes.set(xlim=(x[0], x[-1]), ylim=(bottom, top), xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure

# %% wrong="boundary_figure" why="statement: 'the later one over the earlier'; the epochs are drawn from the last to the first, so that an earlier line lies over a later one"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    for sign, name in ((1, "plus"), (-1, "minus")):
        own = inputs[labels == sign]
        axes.scatter(own[:, 1], own[:, 2], color=plots.PALETTE[sign > 0], label=name)
    x = np.array([inputs[:, 1].min().item() - 0.1, inputs[:, 1].max().item() + 0.1])
    n = len(history) - 1
    for k in reversed(range(1, n + 1)):
        bias, w1, w2 = history[k].tolist()
        colour = plt.get_cmap("plasma")(0.8 * k / n)
        axes.plot(x, -(bias + w1 * x) / w2, "-", color=colour, lw=5 if k == n else 1, label=f"epoch {k}")
    axes.set(ylim=(inputs[:, 2].min().item() - 0.1, inputs[:, 2].max().item() + 0.1))
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles, names)
    return figure

# %% wrong="boundary_figure" why="statement: 'Return the Figure, a new one at each call'; one figure with a number of its own is cleared and used again"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    if not hasattr(boundary_figure, "page"):
        boundary_figure.page = plt.figure("boundaries")
    figure = boundary_figure.page
    figure.clear()
    axes = figure.add_subplot()
    for sign, name, marker in ((1, "plus", "o"), (-1, "minus", "s")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker, color=plots.PALETTE[sign], label=name)
    x = np.array([inputs[:, 1].min().item() - 0.5, inputs[:, 1].max().item() + 0.5])
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        colour = plt.get_cmap("viridis")(k / n)
        axes.plot(x, -(bias + w1 * x) / w2, "-", color=colour, lw=4 if k == n else 1, label=f"epoch {k}")
    axes.set(ylim=(inputs[:, 2].min().item() - 0.5, inputs[:, 2].max().item() + 0.5))
    axes.set(xlabel="$x_1$", ylabel="$x_2$")
    axes.legend()
    return figure

# %% wrong="boundary_figure" why="statement: 'the examples as markers'; the examples of a label are joined, for plot with marker= draws a line as well"
def boundary_figure(
    inputs: torch.Tensor, labels: torch.Tensor, history: torch.Tensor
) -> Figure:
    figure, axes = plt.subplots()
    for sign, name in ((1, "plus"), (-1, "minus")):
        own = inputs[labels == sign]
        axes.plot(own[:, 1], own[:, 2], marker="o", color="navy" if sign > 0 else "orangered", label=name)
    x = np.array([inputs[:, 1].min().item() - 0.5, inputs[:, 1].max().item() + 0.5])
    n = len(history) - 1
    for k in range(1, n + 1):
        bias, w1, w2 = history[k].tolist()
        colour = plt.get_cmap("viridis")(k / n)
        axes.plot(x, -(bias + w1 * x) / w2, "-", color=colour, lw=4 if k == n else 1, label=f"epoch {k}")
    axes.set_ylim(inputs[:, 2].min().item() - 0.5, inputs[:, 2].max().item() + 0.5)
    axes.set_xlabel("$x_1$")
    axes.set_ylabel("$x_2$")
    axes.legend()
    return figure

# %% right="pocket" why="the statement line by line, with n_wrong"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
    return best, fewest

# %% right="pocket" why="a generator of all weights that the perceptron ever has; Python's min keeps the first of equals"
def _all_weights(inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int):
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    yield weights
    for i in itertools.chain.from_iterable(itertools.repeat(range(len(labels)), n_epochs)):
        if float(labels[i] * torch.dot(inputs[i], weights)) <= 0:
            weights = torch.add(weights, inputs[i], alpha=labels[i].item())
            yield weights


def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    def wrong(candidate: torch.Tensor) -> int:
        return sum(p <= 0 for p in (labels * (inputs @ candidate)).tolist())

    best = min(_all_weights(inputs, labels, n_epochs), key=wrong)
    return best.clone(), wrong(best)

# %% right="pocket" why="NumPy; leaves when the pocket gets none wrong, for nothing can be better than that"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    signed = inputs.numpy() * labels.numpy()[:, None]
    now = np.zeros(signed.shape[1])
    kept, fewest = now.copy(), len(signed)
    for _ in range(n_epochs):
        if fewest == 0:
            break
        for row in signed:
            if row @ now > 0:
                continue
            now += row
            count = int(np.count_nonzero(signed @ now <= 0))
            if count < fewest:
                kept, fewest = now.copy(), count
    return torch.from_numpy(kept), fewest

# %% right="pocket" why="a class with a pocket of its own, plain lists of numbers"
class _Pocket:
    def __init__(self, rows: list[list[float]]) -> None:
        self.rows = rows
        self.now = tuple(0.0 for _ in rows[0])
        self.kept, self.fewest = self.now, self.count()

    def score(self, row: list[float]) -> float:
        return sum(w * number for w, number in zip(self.now, row, strict=True))

    def count(self) -> int:
        return len([row for row in self.rows if self.score(row) <= 0.0])

    def see(self, row: list[float]) -> None:
        if self.score(row) <= 0.0:
            self.now = tuple(w + number for w, number in zip(self.now, row, strict=True))
            found = self.count()
            if found < self.fewest:
                self.kept, self.fewest = self.now, found


def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    run = _Pocket((labels[:, None] * inputs).tolist())
    for _ in range(n_epochs):
        for row in run.rows:
            run.see(row)
    return torch.tensor(run.kept, dtype=torch.float64), run.fewest

# %% right="pocket" why="first the whole run, then all counts in one matrix product and the first smallest of them"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    signed = labels.reshape(-1, 1) * inputs
    trail = [torch.zeros(inputs.shape[1], dtype=torch.float64)]
    for _ in range(n_epochs):
        for row in signed:
            if (trail[-1] * row).sum() <= 0:
                trail.append(trail[-1] + row)
    weights = torch.stack(trail)
    counts = (weights @ signed.T <= 0).sum(dim=1).numpy()
    first = int(np.argmin(counts))
    return weights[first].clone(), int(counts[first])

# %% wrong="pocket" why="statement: 'of equals, the earlier ones stay'; the later ones go into the pocket"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(inputs)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count <= fewest:
                    best, fewest = weights, count
    return best, fewest

# %% wrong="pocket" why="statement: 'After each update'; the weights are only counted at the next example, so that an update at the very last example of the run is never counted"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            count = n_wrong(weights, inputs, labels)
            if count < fewest:
                best, fewest = weights, count
            if y * (weights @ x) <= 0:
                weights = weights + y * x
    return best, fewest

# %% wrong="pocket" why="statement: 'The perceptron itself goes on from its own weights'; each epoch begins with the weights in the pocket"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    best = torch.zeros(inputs.shape[1], dtype=torch.float64)
    fewest = n_wrong(best, inputs, labels)
    for _ in range(n_epochs):
        weights = best.clone()
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights.clone(), count
    return best, fewest

# %% wrong="pocket" why="statement: 'Run exactly n_epochs epochs'; stops after an epoch in which the pocket did not change"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(labels)
    for _ in range(n_epochs):
        before = fewest
        for i in range(len(labels)):
            if labels[i] * (inputs[i] @ weights) <= 0:
                weights = weights + labels[i] * inputs[i]
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
        if fewest == before:
            break
    return best, fewest

# %% wrong="pocket" why="statement: 'After each update, count'; skips the count where the example of the update is still wrong, as if such weights could not be better"
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

# %% wrong="pocket" why="statement: wrong where 'y (w . x) <= 0'; the count takes a score of 0 for the answer plus, right for the label 1"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, len(labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
                answers = torch.where(inputs @ weights >= 0, 1.0, -1.0)
                count = int((answers != labels).sum())
                if count < fewest:
                    best, fewest = weights, count
    return best, fewest

# %% wrong="pocket" why="statement: 'count how many of all examples'; counts the mistakes among the examples up to this one in the first epoch, of all only later"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, most_right = weights, 0
    for epoch in range(n_epochs):
        for i in range(len(labels)):
            if labels[i] * (inputs[i] @ weights) <= 0:
                weights = weights + labels[i] * inputs[i]
                seen = len(labels) if epoch else i + 1
                right = seen - n_wrong(weights, inputs[:seen], labels[:seen])
                if right > most_right:
                    best, most_right = weights, right
    return best, n_wrong(best, inputs, labels)

# %% wrong="pocket" why="statement: 'After each update'; compares at the end of each epoch only"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights = weights + y * x
        count = n_wrong(weights, inputs, labels)
        if count < fewest:
            best, fewest = weights, count
    return best, fewest

# %% wrong="pocket" why="statement: 'weights in the pocket'; the pocket holds no copy, and the perceptron's later updates in place change it, while the count stays"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    for _ in range(n_epochs):
        for x, y in zip(inputs, labels, strict=True):
            if y * (weights @ x) <= 0:
                weights += y * x
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
    return best, fewest

# %% wrong="pocket" why="statement: 'in the given order'; from the second epoch on the examples are drawn at random (Gallant's way), with the global generator"
def pocket(
    inputs: torch.Tensor, labels: torch.Tensor, n_epochs: int
) -> tuple[torch.Tensor, int]:
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64)
    best, fewest = weights, n_wrong(weights, inputs, labels)
    order = torch.arange(len(labels))
    for _ in range(n_epochs):
        for i in order.tolist():
            if labels[i] * (weights @ inputs[i]) <= 0:
                weights = weights + labels[i] * inputs[i]
                count = n_wrong(weights, inputs, labels)
                if count < fewest:
                    best, fewest = weights, count
        order = torch.randint(len(labels), (len(labels),))
    return best, fewest
