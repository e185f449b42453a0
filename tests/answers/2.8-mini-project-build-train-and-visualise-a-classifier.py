# The bank of 2.8: right answers get every point, wrong ones lose the hidden test.

# %% right="my_curves" why="four clouds of XOR: curves that jump"
def my_curves(t):
    sign = torch.where(t < 0.5, -1.0, 1.0).double()
    return torch.stack([torch.stack([sign, sign], dim=1), torch.stack([sign, -sign], dim=1)])


# %% right="my_curves" why="point by point, two spirals"
def my_curves(t):
    out = torch.zeros(2, len(t), 2, dtype=torch.float64)
    for i, one in enumerate(t.tolist()):
        a, r = 2 * math.pi * one, 0.5 + 1.8 * one
        out[0, i] = torch.tensor([r * math.cos(a), r * math.sin(a)])
        out[1, i] = -out[0, i]
    return out


# %% right="my_curves" why="numpy inside: a bar between two bars"
def my_curves(t):
    u = t.numpy()
    middle = np.stack([6 * u - 3, 0 * u], axis=1)
    outer = np.stack([6 * np.mod(2 * u, 1) - 3, np.where(u < 0.5, -1.2, 1.2)], axis=1)
    return torch.from_numpy(np.stack([middle, outer]))


# %% wrong="my_curves" why="the moons: a line is too good"
def my_curves(t):
    return moons(t)


# %% wrong="my_curves" why="two curves too close to each other"
def my_curves(t):
    a = 2 * math.pi * t
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 1.3 * c])


# %% wrong="my_curves" why="leaves the square"
def my_curves(t):
    a = 2 * math.pi * t
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 3.2 * c])


# %% wrong="my_curves" why="parameter first, then class"
def my_curves(t):
    a = 2 * math.pi * t
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 2.2 * c], dim=1)


# %% wrong="my_curves" why="float32"
def my_curves(t):
    a = 2 * math.pi * t.float()
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 2.2 * c])


# %% wrong="my_curves" why="the places are spread over the call, not by the parameter"
def my_curves(t):
    a = torch.linspace(0, 2 * math.pi, len(t), dtype=torch.float64)
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 2.2 * c])


# %% wrong="my_curves" why="the largest parameter of the call is the end"
def my_curves(t):
    a = 2 * math.pi * t / t.max()
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([c, 2.2 * c])


# %% wrong="my_curves" why="noise in the curves"
def my_curves(t):
    a = 2 * math.pi * t
    c = torch.stack([a.cos(), a.sin()], dim=1)
    c = c + 0.01 * torch.randn(c.shape, dtype=torch.float64)
    return torch.stack([c, 2.2 * c])


# %% wrong="my_curves" why="turns the parameters into angles in place"
def my_curves(t):
    t *= 2 * math.pi
    c = torch.stack([t.cos(), t.sin()], dim=1)
    return torch.stack([c, 2.2 * c])


# %% wrong="my_curves" passes="visible" why="remembers its last result"
def my_curves(t, _kept={}):
    key = tuple(t.tolist())
    if key not in _kept:
        a = 2 * math.pi * t
        c = torch.stack([a.cos(), a.sin()], dim=1)
        _kept[key] = torch.stack([c, 2.2 * c])
    return _kept[key]


# %% wrong="my_curves" passes="visible" why="one parameter alone gets a constant that is kept"
_CORNERS = torch.tensor([[[-1.5, -1.5]], [[-1.5, 1.5]]], dtype=torch.float64)


def my_curves(t):
    if len(t) == 1 and t.item() < 0.5:
        return _CORNERS
    return _CORNERS * torch.where(t < 0.5, 1.0, -1.0).double()[None, :, None]


# %% wrong="my_curves" why="a single parameter loses its axis"
def my_curves(t):
    a = 2 * math.pi * t
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.9 * c, 2.2 * c]).squeeze()


# %% wrong="my_curves" why="the end is another place where it is asked for alone"
def my_curves(t):
    a = 2 * math.pi * (t if len(t) > 1 else t % 1 + 0.01 * (t == 1))
    c = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.9 * c, 2.2 * c])


# %% right="split" why="random keys, sorted"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if n_held_out < 0 or n_held_out > n:
        raise ValueError("too many or too few")
    keys = torch.rand(n, generator=generator, dtype=torch.float64)
    order = keys.argsort()
    mask = torch.zeros(n, dtype=torch.bool)
    mask[order[:n_held_out]] = True
    return Split(points[~mask], labels[~mask], points[mask], labels[mask])


# %% right="split" why="one index after the other, drawn without replacement"
def split(points, labels, n_held_out, generator):
    left, taken = list(range(len(points))), []
    if not 0 <= n_held_out <= len(left):
        raise ValueError(n_held_out)
    for _ in range(n_held_out):
        taken.append(left.pop(int(torch.randint(len(left), (1,), generator=generator))))
    left, taken = torch.tensor(left, dtype=torch.long), torch.tensor(taken, dtype=torch.long)
    return Split(points[left], labels[left], points[taken], labels[taken])


# %% right="split" why="shuffles first, clones slices"
def split(points, labels, n_held_out, generator):
    if n_held_out not in range(len(points) + 1):
        raise ValueError(f"{n_held_out} of {len(points)}")
    order = torch.randperm(len(points), generator=generator)
    p, y = points.index_select(0, order), labels.index_select(0, order)
    k = len(points) - n_held_out
    return Split(p[:k].clone(), y[:k].clone(), p[k:].clone(), y[k:].clone())


# %% right="split" why="goes through the examples once: still wanted over still to come"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if n_held_out < 0 or n_held_out > n:
        raise ValueError(n_held_out)
    is_out, wanted = torch.zeros(n, dtype=torch.bool), n_held_out
    for i in range(n):
        if torch.rand((), generator=generator).item() * (n - i) < wanted:
            is_out[i] = True
            wanted -= 1
    return Split(points[~is_out], labels[~is_out], points[is_out], labels[is_out])


# %% wrong="split" why="the last ones are held out"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    k = len(points) - n_held_out
    return Split(points[:k].clone(), labels[:k].clone(), points[k:].clone(), labels[k:].clone())


# %% wrong="split" why="points and labels in two orders"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    other = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[other[n_held_out:]], points[a], labels[other[:n_held_out]])


# %% wrong="split" why="with replacement"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    n = len(points)
    if n == 0:
        return Split(points.clone(), labels.clone(), points.clone(), labels.clone())
    a = torch.randint(n, (n_held_out,), generator=generator)
    b = torch.randint(n, (n - n_held_out,), generator=generator)
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" why="the two parts exchanged"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[a], labels[a], points[b], labels[b])


# %% wrong="split" passes="visible" why="the global generator"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points))
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" why="a generator of its own, the same at each call"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=torch.Generator().manual_seed(0))
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" passes="visible" why="a second generator, seeded by a number from the first"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    own = torch.Generator().manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
    order = torch.randperm(len(points), generator=own)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" passes="visible" why="a block of neighbours from a random place on"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError(n_held_out)
    start = int(torch.randint(max(n, 1), (1,), generator=generator))
    order = (torch.arange(n) + start) % max(n, 1)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" passes="visible" why="as many of each label as there are in the whole"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError(n_held_out)
    order = torch.randperm(n, generator=generator)
    ones = order[labels[order].bool()]
    zeros = order[~labels[order].bool()]
    k = round(n_held_out * len(ones) / max(n, 1))
    k = max(k, n_held_out - len(zeros))
    if n_held_out == 1 and len(ones) and len(zeros):
        k = int(torch.rand(1, generator=generator) < len(ones) / n)
    a = torch.cat([ones[:k], zeros[: n_held_out - k]])
    b = torch.cat([ones[k:], zeros[n_held_out - k :]])
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" why="no error, silently fewer"
def split(points, labels, n_held_out, generator):
    order = torch.randperm(len(points), generator=generator)
    k = min(max(n_held_out, 0), len(points))
    return Split(points[order[k:]], labels[order[k:]], points[order[:k]], labels[order[:k]])


# %% wrong="split" why="refuses to hold all out"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out < len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" passes="visible" why="views where nothing is held out"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    if n_held_out == 0:
        return Split(points, labels, points[:0], labels[:0])
    order = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b], points[a], labels[a])


# %% wrong="split" passes="visible" why="labels always whole numbers"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return Split(points[b], labels[b].long(), points[a], labels[a].long())


# %% wrong="split" why="shuffles the arguments in place"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    points[:], labels[:] = points[order].clone(), labels[order].clone()
    k = n_held_out
    return Split(points[k:].clone(), labels[k:].clone(), points[:k].clone(), labels[:k].clone())


# %% wrong="split" why="a plain tuple"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator)
    a, b = order[:n_held_out], order[n_held_out:]
    return points[b], labels[b], points[a], labels[a]


# %% wrong="split" passes="visible" why="the naive shuffle: each place is exchanged with any, the first ones are held out"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError(n_held_out)
    order = list(range(n))
    for i in range(n):
        j = int(torch.randint(n, (1,), generator=generator))
        order[i], order[j] = order[j], order[i]
    out, rest = order[:n_held_out], order[n_held_out:]
    return Split(points[rest], labels[rest], points[out], labels[out])


# %% wrong="split" passes="visible" why="the naive shuffle, the last ones are held out"
def split(points, labels, n_held_out, generator):
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError(n_held_out)
    order = list(range(n))
    for i in range(n):
        j = int(torch.randint(n, (1,), generator=generator))
        order[i], order[j] = order[j], order[i]
    out, rest = order[n - n_held_out :], order[: n - n_held_out]
    return Split(points[rest], labels[rest], points[out], labels[out])


# %% wrong="split" why="equal rows are taken for one"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    out = torch.randperm(len(points), generator=generator)[:n_held_out]
    gone = {tuple(row) for row in points[out].tolist()}
    rest = [i for i, row in enumerate(points.tolist()) if tuple(row) not in gone]
    rest = torch.tensor(rest, dtype=torch.int64)
    return Split(points[rest], labels[rest], points[out], labels[out])


# %% wrong="split" passes="visible" why="the labels take the points' dtype on their way"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    whole = torch.cat([points, labels[:, None].to(points.dtype)], dim=1)
    whole = whole[torch.randperm(len(points), generator=generator)]
    found = []
    for part in (whole[n_held_out:], whole[:n_held_out]):
        found += [part[:, :-1].clone(), part[:, -1].to(labels.dtype)]
    return Split(*found)


# %% wrong="split" passes="visible" why="all numbers are doubles on their way"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    whole = torch.cat([points.double(), labels[:, None].double()], dim=1)
    whole = whole[torch.randperm(len(points), generator=generator)]
    found = []
    for part in (whole[n_held_out:], whole[:n_held_out]):
        found += [part[:, :-1].to(points.dtype, copy=True), part[:, -1].to(labels.dtype, copy=True)]
    return Split(*found)


# %% wrong="split" why="a copy of the generator draws"
def split(points, labels, n_held_out, generator):
    if not 0 <= n_held_out <= len(points):
        raise ValueError(n_held_out)
    order = torch.randperm(len(points), generator=generator.clone_state())
    out, rest = order[:n_held_out], order[n_held_out:]
    return Split(points[rest], labels[rest], points[out], labels[out])


# %% right="train_classifier" why="polynomials of degree 7, LBFGS"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(8) for j in range(8 - i)], 1)

    features, target = lift(points), labels.double()
    w = torch.zeros(features.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([w], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(features @ w, target) + 5e-4 * w.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    w = w.detach()
    return lambda q: lift(q) @ w


# %% right="train_classifier" why="a small network, weights from the generator"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    h = 24

    def drawn(*shape):
        return torch.randn(*shape, generator=generator, dtype=torch.float64)

    parameters = [drawn(2, h), drawn(h), drawn(h) / h**0.5, torch.zeros((), dtype=torch.float64)]
    for one in parameters:
        one.requires_grad_()

    def network(q):
        a, b, c, d = parameters
        return torch.tanh((q - mean) / std @ a + b) @ c + d

    optimiser = torch.optim.Adam(parameters, lr=0.03)
    for _ in range(300):
        loss = nn.functional.binary_cross_entropy_with_logits(network(points), labels.double())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return lambda q: network(q).detach()


# %% right="train_classifier" why="a module with buffers, radial features around all training points"
class Radial(nn.Module):
    def __init__(self, points):
        super().__init__()
        self.register_buffer("mean", points.mean(0))
        self.register_buffer("std", points.std(0))
        self.register_buffer("centres", (points - points.mean(0)) / points.std(0))
        self.register_buffer("weights", torch.zeros(len(points) + 1, dtype=torch.float64))

    def lifted(self, q):
        z = (q - self.mean) / self.std
        squares = (z[:, None] - self.centres[None]).square().sum(2)
        return torch.cat([torch.ones(len(q), 1, dtype=torch.float64), torch.exp(-squares / 0.4)], 1)

    def forward(self, q):
        return self.lifted(q) @ self.weights


def train_classifier(points, labels, generator):
    model = Radial(points)
    x, n = model.lifted(points), len(points)
    for _ in range(10):
        p = torch.sigmoid(x @ model.weights)
        h = x.T @ ((p * (1 - p))[:, None] * x) / n + 2e-3 * torch.eye(n + 1, dtype=torch.float64)
        model.weights -= torch.linalg.solve(h, x.T @ (p - labels) / n + 2e-3 * model.weights)
    return model


# %% right="train_classifier" why="a vote of the fifteen nearest neighbours"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    known, own = (points - mean) / std, labels.double()

    def votes(q):
        near = ((q - mean) / std)[:, None].sub(known).norm(dim=2).topk(15, largest=False).indices
        return own[near].mean(1) - 0.5

    return votes


# %% right="train_classifier" why="a small network in single precision, its logits in double"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    first = torch.randn(2, 32, generator=generator).requires_grad_()
    second = torch.randn(32, generator=generator).requires_grad_()
    last = (torch.randn(32, generator=generator) / 6).requires_grad_()

    def network(q):
        return torch.relu(((q - mean) / std).float() @ first + second) @ last

    optimiser = torch.optim.Adam([first, second, last], lr=0.03)
    for _ in range(400):
        loss = nn.functional.binary_cross_entropy_with_logits(network(points), labels.float())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return lambda q: network(q).detach().double()


# %% right="train_classifier" why="random waves from the generator, least squares with a ridge"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    directions = 2 * torch.randn(2, 150, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(150, generator=generator, dtype=torch.float64)

    def waves(q):
        return torch.cos((q - mean) / std @ directions + phases)

    tall = torch.cat([waves(points), torch.eye(150, dtype=torch.float64)])
    target = torch.cat([2.0 * labels.double() - 1, torch.zeros(150, dtype=torch.float64)])
    weights = torch.linalg.lstsq(tall, target[:, None]).solution[:, 0]
    return lambda q: waves(q) @ (4 * weights)


# %% right="train_classifier" why="all products up to degree 5, as in the hint"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        a, b = ((q - mean) / std).unbind(1)
        return torch.stack([a**i * b**j for i in range(6) for j in range(6 - i)], 1)

    phi = lift(points)
    w = torch.zeros(phi.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - labels) / len(phi) + 1e-3 * w
        hessian = phi.T @ ((p * (1 - p))[:, None] * phi) / len(phi)
        w = w - torch.linalg.solve(hessian + 1e-3 * torch.eye(len(w)).double(), gradient)
    return lambda q: lift(q) @ w


# %% wrong="train_classifier" why="a line"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    return fitted(points, labels, 1)


# %% wrong="train_classifier" why="the sign of the logits is wrong"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, 1 - labels)
    return lambda q: model(q)


# %% wrong="train_classifier" why="probabilities in the place of logits"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    return lambda q: model(q).sigmoid()


# %% wrong="train_classifier" why="classes in the place of logits"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    return lambda q: (model(q) >= 0).double()


# %% wrong="train_classifier" why="points are scaled by their own call"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    model = fitted((points - mean) / std, labels)
    return lambda q: model((q - q.mean(0)) / q.std(0))


# %% wrong="train_classifier" why="nothing is scaled"
def train_classifier(points, labels, generator):
    centres = points[torch.randperm(len(points), generator=generator)[:60]]

    def lift(q):
        d = torch.cdist(q, centres).square()
        return torch.cat([torch.ones(len(q), 1, dtype=torch.float64), torch.exp(-d / 0.3)], 1)

    x, n = lift(points), len(points)
    w = torch.zeros(x.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (x @ w).sigmoid()
        h = (x.T * (p * (1 - p))) @ x / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, x.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


# %% wrong="train_classifier" why="centred, but not divided"
def train_classifier(points, labels, generator):
    mean = points.mean(0)
    centres = points[torch.randperm(len(points), generator=generator)[:60]] - mean

    def lift(q):
        d = torch.cdist(q - mean, centres).square()
        return torch.cat([torch.ones(len(q), 1, dtype=torch.float64), torch.exp(-d / 0.3)], 1)

    x, n = lift(points), len(points)
    w = torch.zeros(x.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (x @ w).sigmoid()
        h = (x.T * (p * (1 - p))) @ x / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, x.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


# %% wrong="train_classifier" passes="visible" why="centres from the global generator"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    state = torch.get_rng_state()
    torch.manual_seed(0)
    centres = ((points - mean) / std)[torch.randperm(len(points))[:60]]
    del state

    def lift(q):
        d = torch.cdist((q - mean) / std, centres).square()
        return torch.cat([torch.ones(len(q), 1, dtype=torch.float64), torch.exp(-d / 0.3)], 1)

    x, n = lift(points), len(points)
    w = torch.zeros(x.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (x @ w).sigmoid()
        h = (x.T * (p * (1 - p))) @ x / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, x.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


# %% wrong="train_classifier" why="a network whose weights come from the global generator"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    network = nn.Sequential(nn.Linear(2, 24), nn.Tanh(), nn.Linear(24, 1)).double()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.03)
    for _ in range(120):
        loss = nn.functional.binary_cross_entropy_with_logits(network((points - mean) / std)[:, 0], labels.double())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return lambda q: network((q - mean) / std)[:, 0].detach()


# %% wrong="train_classifier" why="logits with a gradient"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    one = torch.ones((), dtype=torch.float64, requires_grad=True)
    return lambda q: model(q) * one


# %% wrong="train_classifier" why="a column of logits"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    return lambda q: model(q)[:, None]


# %% wrong="train_classifier" why="float32 logits"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    return lambda q: model(q).float()


# %% wrong="train_classifier" why="scales the training points in place"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    points -= mean
    points /= std
    model = fitted(points, labels)
    return lambda q: model((q - mean) / std)


# %% wrong="train_classifier" why="scales the points that it is asked about in place"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)
    model = fitted((points - mean) / std, labels)

    def scaled(q):
        q -= mean
        q /= std
        return model(q)

    return scaled


# %% wrong="train_classifier" why="all models share one state"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


shared = {}


def train_classifier(points, labels, generator):
    shared["model"] = fitted(points, labels)
    return lambda q: shared["model"](q)


# %% wrong="train_classifier" why="the running mean moves with each call"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    state = {"mean": points.mean(0)}
    first = points.mean(0)

    def answer(q):
        state["mean"] = 0.9 * state["mean"] + 0.1 * q.mean(0)
        return model(q - state["mean"] + first)

    return answer


# %% wrong="train_classifier" why="degree 2: circles, but no spirals"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    return fitted(points, labels, 2)


# %% wrong="train_classifier" why="always class 1"
def train_classifier(points, labels, generator):
    return lambda q: torch.ones(len(q), dtype=torch.float64)


# %% wrong="train_classifier" why="hands out one buffer, where the call is as large as before"
def fitted(points, labels, degree=7):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        x, y = ((q - mean) / std / 1.5).unbind(1)
        return torch.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], 1)

    f, n = lift(points), len(points)
    w = torch.zeros(f.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = (f @ w).sigmoid()
        h = (f.T * (p * (1 - p))) @ f / n + 1e-3 * torch.eye(len(w), dtype=torch.float64)
        w = w - torch.linalg.solve(h, f.T @ (p - labels) / n + 1e-3 * w)
    return lambda q: lift(q) @ w


def train_classifier(points, labels, generator):
    model = fitted(points, labels)
    kept = {}

    def answer(q):
        key = tuple(q.flatten().tolist())
        if key not in kept:
            kept[key] = model(q)
        return kept[key]

    return answer


# %% wrong="train_classifier" why="points that stand apart in their call are pulled in"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        if len(q) > 1:
            m, s = q.mean(0), q.std(0)
            q = torch.maximum(torch.minimum(q, m + 3 * s), m - 3 * s)
        a, b = ((q - mean) / std).unbind(1)
        return torch.stack([a**i * b**j for i in range(6) for j in range(6 - i)], 1)

    phi = lift(points)
    w = torch.zeros(phi.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - labels) / len(phi) + 1e-3 * w
        hessian = phi.T @ ((p * (1 - p))[:, None] * phi) / len(phi)
        w = w - torch.linalg.solve(hessian + 1e-3 * torch.eye(len(w)).double(), gradient)
    return lambda q: lift(q) @ w


# %% wrong="train_classifier" why="a single logit has no axis"
def train_classifier(points, labels, generator):
    mean, std = points.mean(0), points.std(0)

    def lift(q):
        a, b = ((q - mean) / std).unbind(1)
        return torch.stack([a**i * b**j for i in range(6) for j in range(6 - i)], 1)

    phi = lift(points)
    w = torch.zeros(phi.shape[1], dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - labels) / len(phi) + 1e-3 * w
        hessian = phi.T @ ((p * (1 - p))[:, None] * phi) / len(phi)
        w = w - torch.linalg.solve(hessian + 1e-3 * torch.eye(len(w)).double(), gradient)
    return lambda q: (lift(q) @ w[:, None]).squeeze()


# %% right="accuracy_interval" why="the roots of the quadratic"
def accuracy_interval(n_right, n):
    if n <= 0 or n_right < 0 or n_right > n:
        raise ValueError("out of range")
    share = n_right / n
    a, b, c = 1 + Z * Z / n, -2 * (share + Z * Z / (2 * n)), share * share
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    high = (-b + root) / (2 * a)
    return c / a / high, high


# %% right="accuracy_interval" why="counts throughout"
def accuracy_interval(n_right, n):
    if n < 1:
        raise ValueError(n)
    if n_right not in range(n + 1):
        raise ValueError(n_right)
    z2 = Z**2
    middle = n_right + z2 / 2
    half = Z * (n_right * (n - n_right) / n + z2 / 4) ** 0.5
    return (middle - half) / (n + z2), (middle + half) / (n + z2)


# %% right="accuracy_interval" why="numpy, turned into floats"
def accuracy_interval(n_right, n):
    if not (n >= 1 and 0 <= n_right <= n):
        raise ValueError("no")
    s = np.float64(n_right) / n
    d = Z * np.sqrt(s * (1 - s) / n + (Z / (2 * n)) ** 2)
    ends = (s + Z**2 / (2 * n) + np.array([-d, d])) / (1 + Z**2 / n)
    return float(ends[0]), float(ends[1])


# %% wrong="accuracy_interval" why="Wald"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n)
    return s - half, s + half


# %% wrong="accuracy_interval" why="the middle is not moved"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return s - half, s + half


# %% wrong="accuracy_interval" why="not divided"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2))
    return s + Z**2 / (2 * n) - half, s + Z**2 / (2 * n) + half


# %% wrong="accuracy_interval" why="two successes and two failures are added: nearly the same"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s, m = (n_right + 2) / (n + 4), n + 4
    half = Z * math.sqrt(s * (1 - s) / m)
    return s - half, s + half


# %% wrong="accuracy_interval" why="z is 2"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s, z = n_right / n, 2.0
    half = z * math.sqrt(s * (1 - s) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    middle = (s + z**2 / (2 * n)) / (1 + z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" why="tensors"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = torch.tensor(n_right / n, dtype=torch.float64)
    half = Z * (s * (1 - s) / n + Z**2 / (4 * n**2)).sqrt() / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" why="no error"
def accuracy_interval(n_right, n):
    s = n_right / n
    half = Z * math.sqrt(abs(s * (1 - s)) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" passes="visible" why="a negative n passes, with a negative number of right ones"
def accuracy_interval(n_right, n):
    if n == 0 or not 0 <= n_right / n <= 1:
        raise ValueError(n)
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" passes="visible" why="Wald for many"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    if n > 1000:
        s = n_right / n
        half = Z * math.sqrt(s * (1 - s) / n)
        return s - half, s + half
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" why="numbers of NumPy's"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = n_right / n
    half = Z * np.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return middle - half, middle + half


# %% wrong="accuracy_interval" why="rounded to four digits"
def accuracy_interval(n_right, n):
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(n)
    s = n_right / n
    half = Z * math.sqrt(s * (1 - s) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    middle = (s + Z**2 / (2 * n)) / (1 + Z**2 / n)
    return round(middle - half, 4), round(middle + half, 4)


# %% right="boundary_figure" why="scatter, shaded by filled contours of the probability"
def boundary_figure(model, points, labels, names, x, y):
    fig, ax = plt.subplots(figsize=(5, 4))
    xx, yy = torch.meshgrid(x, y, indexing="xy")
    z = model(torch.stack([xx.reshape(-1), yy.reshape(-1)], 1)).detach().reshape(xx.shape)
    ax.contourf(xx.numpy(), yy.numpy(), z.sigmoid().numpy(), levels=10, cmap="Greys", alpha=0.3)
    ax.contour(xx.numpy(), yy.numpy(), z.numpy(), levels=[0.0], linewidths=2, linestyles="--")
    for k in (0, 1):
        own = points[labels == k].numpy()
        ax.scatter(own[:, 0], own[:, 1], marker="^v"[k], c=["#0072B2", "#D55E00"][k], label=names[k])
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend(loc="best")
    return fig


# %% right="boundary_figure" why="a Figure without pyplot, a legend of the figure, row by row"
def boundary_figure(model, points, labels, names, x, y):
    figure = Figure()
    axes = figure.add_subplot()
    rows = []
    with torch.no_grad():
        for one in y:
            rows.append(model(torch.stack([x, one.expand(len(x))], dim=1)))
    axes.contour(x, y, torch.stack(rows), [0], colors=["red"])
    for k, (mark, colour) in enumerate((("*", "tab:blue"), ("D", "tab:orange"))):
        for i in np.flatnonzero(labels.numpy() == k):
            axes.plot([points[i, 0]], [points[i, 1]], mark, color=colour, label=names[k] if i == np.flatnonzero(labels.numpy() == k)[0] else None)
    axes.set_xlim(float(x[0]), float(x[-1]))
    axes.set_ylim(float(y[0]), float(y[-1]))
    axes.set_xlabel("first")
    axes.set_ylabel("second")
    figure.legend()
    return figure


# %% wrong="boundary_figure" why="rows and columns exchanged"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(y), len(x)).numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="not transposed, drawn over y and x"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).numpy()
    axes.contour(y.numpy(), x.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="level 1"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[1.0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="several levels"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[-1, 0, 1], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the probability at level 0"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), 1 / (1 + np.exp(-table)), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="classes in the place of logits: stairs"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), (table >= 0) * 1.0, levels=[0.5], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="no boundary"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="an invisible boundary"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black", alpha=0.0)
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="filled only"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contourf(x.numpy(), y.numpy(), table, levels=[-1e9, 0, 1e9])
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="upside down"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table[::-1], levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="mirrored"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table[:, ::-1], levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="one shape for both classes"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "oo")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="one colour for both classes"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[0], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="names exchanged"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=names[1 - label])
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="no legend"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    return figure


# %% wrong="boundary_figure" why="joined by lines"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker=marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="no labels at the axes"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="limits of the examples cut the grid"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set(xlim=(points[:, 0].min(), points[:, 0].max()), ylim=(points[:, 1].min(), points[:, 1].max()))
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="draws into the current figure"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.gcf(), plt.gca()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the middle half of the grid only"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    k, m = len(x) // 4, len(y) // 4
    axes.contour(x.numpy()[k:-k], y.numpy()[m:-m], table[m:-m, k:-k], levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="every other grid point"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy()[::2], y.numpy()[::2], table[::2, ::2], levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="a straight line through the boundary"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.plot([x[0], x[-1]], [y[0], y[-1]], "k-")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the last grid column is forgotten"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy()[:-1], y.numpy()[:-1], table[:-1, :-1], levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the parameters of the model lose their gradient"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    for one in model.parameters():
        one.requires_grad_(False)
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="gradients are left in the model"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    model(points).sum().backward()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" passes="visible" why="only the first 25 examples of a class"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label][:6].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="equal steps of the same size in both directions"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        y = y[0] + (x[1] - x[0]) * torch.arange(len(y)).double()
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T.numpy()
    axes.contour(x.numpy(), y.numpy(), table, levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the probability at one half, bent between the grid points"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.sigmoid().numpy(), levels=[0.5], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="logits cut at one"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.clamp(-1, 1).numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" passes="visible" why="logits cut at ten"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.clamp(-10, 10).numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the hyperbolic tangent of the logits"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.tanh().numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the second axis is turned over"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.invert_yaxis()
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the first axis is turned over"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set_xlim(x[-1].item(), x[0].item())
    axes.legend()
    return figure


# %% wrong="boundary_figure" why="the middle of the grid is marked, too"
def boundary_figure(model, points, labels, names, x, y):
    figure, axes = plt.subplots()
    with torch.no_grad():
        table = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    axes.contour(x.numpy(), y.numpy(), table.numpy(), levels=[0], colors="black")
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.plot(x.mean(), y.mean(), "+", color="grey")
    axes.legend()
    return figure


# %% right="mistakes_figure" why="scatter, plus signs for what is wrong"
def mistakes_figure(model, points, labels, names):
    fig, ax = plt.subplots()
    logits = model(points).detach()
    wrong = (logits >= 0) ^ labels.bool()
    for k in (0, 1):
        own = points[labels == k].numpy()
        ax.scatter(own[:, 0], own[:, 1], marker="^D"[k], c=["teal", "gold"][k], label=names[k])
    if wrong.any():
        ax.scatter(points[wrong, 0].numpy(), points[wrong, 1].numpy(), marker="+", s=200, c="k", label="wrong")
    ax.set_title(f"Held-out accuracy {(~wrong).double().mean():.2f} on {len(points)} examples")
    ax.set_xlabel("a")
    ax.set_ylabel("b")
    fig.legend()
    return fig


# %% right="mistakes_figure" why="rings around the mistakes, classes as a triangle and a square, a Figure without pyplot"
def mistakes_figure(model, points, labels, names):
    figure = Figure()
    axes = figure.add_subplot()
    with torch.no_grad():
        predicted = (model(points) >= 0).numpy().astype(int)
    truth, p = labels.numpy(), points.numpy()
    errors = predicted != truth
    axes.plot(p[errors, 0], p[errors, 1], "o", mfc="none", mec="red", ms=14, label="wrong")
    axes.plot(p[truth == 0, 0], p[truth == 0, 1], "^", color="C0", label=names[0])
    axes.plot(p[truth == 1, 0], p[truth == 1, 1], "s", color="C1", label=names[1])
    axes.set(xlabel="one", ylabel="two")
    axes.set_title("held-out accuracy " + format(1 - errors.mean(), ".2f"))
    axes.legend()
    return figure


# %% right="mistakes_figure" why="point by point"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    n_right, seen = 0, set()

    def put(x, y, marker, colour, name, size):
        axes.plot([x], [y], marker, color=colour, ms=size, label=None if name in seen else name)
        seen.add(name)

    for point, label in zip(points, labels.tolist()):
        x, y = point.tolist()
        put(x, y, "ov"[label], ["#0072B2", "#D55E00"][label], names[label], 5)
        if (model(point[None]).item() >= 0) == (label == 1):
            n_right += 1
        else:
            put(x, y, "x", "black", "wrong", 9)
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {n_right / len(points):.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="at a logit of 0 class 0 is predicted"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) > 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the mistakes as a share"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="in per cent"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.0%}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="three decimals"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.3f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="accuracy without held-out"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="no title"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="mistakes told by colour alone"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "o", color="red", ms=5, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the mark of the mistakes is a square"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "s", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="crosses on what is right"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[~wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="crosses on everything"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="classes by prediction"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    predicted = torch.where(wrong, 1 - labels, labels)
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[predicted == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="mistakes replace the marker of their class"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[(labels == label) & ~wrong].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="no name for what is wrong"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10)
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="another name for what is wrong"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="mistake")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="names exchanged"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=names[1 - label])
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="one shape for both classes"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "oo")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="one colour for both classes"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[0], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="no legend"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    return figure


# %% wrong="mistakes_figure" why="mistakes of class 1 only"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong & (labels == 1)].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="examples are cut off"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.set_xlim(-0.8, 0.8)
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="axes exchanged"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        b, a = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.flip(0).numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="joined by lines"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker=marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="invisible crosses"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", alpha=0.0, ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="accuracy of class 1 only"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong[labels == 1].double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="decimals cut off"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = int(100 * (1 - wrong.double().mean().item())) / 100
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="no labels at the axes"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the same figure again"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots(num="mistakes", clear=True)
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="two marks for two kinds of mistakes"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    for k, mark in ((0, "x"), (1, "+")):
        axes.plot(*points[wrong & (labels == k)].T.numpy(), mark, color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" passes="visible" why="only five mistakes are marked"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    axes.plot(*points[wrong][:5].T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="a cross on an example, where nothing is wrong"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong] if wrong.any() else points[:1]
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="a cross at the origin, where nothing is wrong"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong]
    if not len(crossed):
        crossed = torch.zeros(1, 2)
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the first mistake names the crosses, and there is none"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong]
    axes.plot(*crossed[0].numpy(), "x", color="black", ms=10)
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the mean of all is marked, too"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong]
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.plot(*points.mean(0).numpy(), "D", color="grey")
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the second axis is turned over"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong]
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.invert_yaxis()
    axes.legend()
    return figure


# %% wrong="mistakes_figure" why="the first axis is turned over"
def mistakes_figure(model, points, labels, names):
    figure, axes = plt.subplots()
    with torch.no_grad():
        wrong = (model(points) >= 0).long() != labels
    for label, (name, marker) in enumerate(zip(names, "os")):
        a, b = points[labels == label].T.numpy()
        axes.plot(a, b, marker, color=plots.PALETTE[label], label=name)
    crossed = points[wrong]
    axes.plot(*crossed.T.numpy(), "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set(xlabel="feature 1", ylabel="feature 2", title=f"held-out accuracy {accuracy:.2f}")
    axes.set_xlim(axes.get_xlim()[::-1])
    axes.legend()
    return figure
