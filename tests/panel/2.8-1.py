# %% right="my_curves" why="XOR: each class jumps between two opposite corners, torch.where and stack"
def my_curves(t: Tensor) -> Tensor:
    side = torch.where(t < 0.5, -1.0, 1.0).double()
    zero = torch.stack([side, side], dim=1)
    one = torch.stack([side, -side], dim=1)
    return torch.stack([zero, one])
# %% right="my_curves" why="a Python loop over the parameters with math, a dot in a ring, torch.tensor at the end"
def my_curves(t):
    inner, outer = [], []
    for value in t.tolist():
        inner.append([0.3 * math.cos(2 * math.pi * value), 0.3 * math.sin(2 * math.pi * value)])
        outer.append([2.0 * math.cos(2 * math.pi * value), 2.0 * math.sin(2 * math.pi * value)])
    return torch.tensor([inner, outer], dtype=torch.float64)
# %% right="my_curves" why="two waves one above the other, filled into an empty tensor"
def my_curves(t: Tensor) -> Tensor:
    """Two sine waves."""
    places = torch.empty(2, len(t), 2, dtype=torch.float64)
    places[:, :, 0] = 5 * t - 2.5
    wave = 2 * torch.sin(1.6 * places[0, :, 0])
    places[0, :, 1] = wave - 0.9
    places[1, :, 1] = wave + 0.9
    return places
# %% right="my_curves" why="numpy on the way, complex numbers, spirals of one and a quarter turns"
def my_curves(t: Tensor) -> Tensor:
    s = t.detach().numpy()
    z = (0.4 + 2.5 * s) * np.exp(2.5j * np.pi * s)
    arms = np.stack([z, -z])
    return torch.from_numpy(np.stack([arms.real, arms.imag], axis=-1))
# %% right="my_curves" why="helper function and einsum with two rotation matrices: two letters C, one inside the other"
def _turned(shape: Tensor, degrees: float) -> Tensor:
    a = math.radians(degrees)
    matrix = torch.tensor([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]], dtype=torch.float64)
    return torch.einsum("ij,mj->mi", matrix, shape)


def my_curves(t: Tensor) -> Tensor:
    angle = 1.5 * math.pi * t
    hook = torch.stack([angle.cos(), angle.sin()], 1)
    return torch.stack((_turned(2.2 * hook, 45), _turned(hook, 225)), 0)
# %% right="my_curves" why="letters: pieces of straight lines, corners in a table, interpolated; O around I"
def _along(corners: list[tuple[float, float]], t: Tensor) -> Tensor:
    table = torch.tensor(corners, dtype=torch.float64)
    n_pieces = len(corners) - 1
    piece = (t * n_pieces).floor().long().clamp(0, n_pieces - 1)
    rest = (t * n_pieces - piece)[:, None]
    return (1 - rest) * table[piece] + rest * table[piece + 1]


def my_curves(t: Tensor) -> Tensor:
    letter_i = _along([(0.0, -1.0), (0.0, 1.0)], t)
    letter_o = _along([(-1.2, -2.2), (1.2, -2.2), (1.2, 2.2), (-1.2, 2.2), (-1.2, -2.2)], t)
    return torch.cat([letter_i[None], letter_o[None]], dim=0)
# %% right="my_curves" why="a chessboard of nine clouds: entries of a constant table picked by index, clamped at t = 1"
def my_curves(t: Tensor) -> Tensor:
    black = torch.tensor([[-2, -2], [2, -2], [0, 0], [-2, 2], [2, 2]], dtype=torch.float64)
    white = torch.tensor([[0, -2], [-2, 0], [2, 0], [0, 2]], dtype=torch.float64)
    b = torch.clamp((t * 5).long(), max=4)
    w = torch.clamp((t * 4).long(), max=3)
    return torch.stack([black[b], white[w]])
# %% wrong="my_curves" why="'The place depends on this parameter alone': ignores t, spreads len(t) points evenly, so one alone or in another order gets another place"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * torch.linspace(0, 1, len(t), dtype=torch.float64)
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.7 * circle, 2 * circle])
# %% wrong="my_curves" why="'The place depends on this parameter alone': the figure is centred by the mean of the places that are asked for"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    r = 0.4 + 2.0 * t
    arm = torch.stack([r * a.cos(), r * a.sin()], dim=1)
    both = torch.stack([arm, -arm])
    return both - both.mean(dim=(0, 1)) + 0.05 * (t - t.mean())[None, :, None]
# %% wrong="my_curves" why="'The place depends on this parameter alone': the jump is at the median of the batch, not at a fixed parameter"
def my_curves(t: Tensor) -> Tensor:
    side = torch.where(t <= t.median(), -1.0, 1.0).double()
    return torch.stack([torch.stack([side, side], 1), torch.stack([side, -side], 1)])
# %% wrong="my_curves" why="'`t` stays as it is': turns t into an angle in place"
def my_curves(t: Tensor) -> Tensor:
    t *= 2 * math.pi
    circle = torch.stack([t.cos(), t.sin()], dim=1)
    return torch.stack([0.8 * circle, 2.1 * circle])
# %% wrong="my_curves" why="'shape (2, m, 2), float64': the circle is built in float32"
def my_curves(t: Tensor) -> Tensor:
    a = (2 * math.pi * t).float()
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.8 * circle, 2.1 * circle])
# %% wrong="my_curves" why="'entry [k, i] is the place of curve k at t[i]', shape (2, m, 2): classes stacked in the middle, (m, 2, 2)"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.8 * circle, 2.1 * circle], dim=1)
# %% wrong="my_curves" why="'all coordinates lie from -3 to 3': the end of the spiral is at 3.1"
def my_curves(t: Tensor) -> Tensor:
    a, r = 2 * math.pi * t, 0.5 + 2.6 * t
    arm = torch.stack([r * a.cos(), r * a.sin()], dim=1)
    return torch.stack([arm, -arm])
# %% wrong="my_curves" why="'line_accuracy(my_curves) is at most 0.8': moons pushed into each other, but a line still gets more"
def my_curves(t: Tensor) -> Tensor:
    a = math.pi * t
    arc = torch.stack([1.5 * a.cos() - 0.75, 1.5 * a.sin() - 0.6], dim=1)
    return torch.stack([arc, -arc])
# %% wrong="my_curves" why="'best_accuracy(my_curves) is at least 0.95': the rings are too near to each other, about 0.94"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.8 * circle, 1.42 * circle])
# %% wrong="my_curves" why="'At each call the same curves': the curves are shaken by the global generator at each call"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    both = torch.stack([0.7 * circle, 2 * circle])
    return both + 0.01 * torch.randn_like(both)
# %% wrong="my_curves" why="'t from 0 to 1': at t = 1 exactly the index runs out of the table, an IndexError"
def my_curves(t: Tensor) -> Tensor:
    zero = torch.tensor([[-1.0, -1.0], [1.0, 1.0]], dtype=torch.float64)
    one = torch.tensor([[-1.0, 1.0], [1.0, -1.0]], dtype=torch.float64)
    which = (2 * t).long()
    return torch.stack([zero[which], one[which]])
# %% wrong="my_curves" why="'all coordinates lie from -3 to 3': at t = 0 the division gives nan"
def my_curves(t: Tensor) -> Tensor:
    u = 2 * math.pi * t
    dot = torch.stack([0.5 * u.sin() / u, torch.zeros_like(u)], dim=1)
    ring = torch.stack([2 * u.cos(), 2 * u.sin()], dim=1)
    return torch.stack([dot, ring])
# %% wrong="my_curves" why="'returns a new tensor': lru_cache-like memory by the parameters hands the same tensor out again"
_seen: dict[tuple[float, ...], Tensor] = {}


def my_curves(t: Tensor) -> Tensor:
    key = tuple(t.tolist())
    if key not in _seen:
        a = 2 * math.pi * t
        circle = torch.stack([a.cos(), a.sin()], dim=1)
        _seen[key] = torch.stack([0.8 * circle, 2 * circle])
    return _seen[key]
# %% wrong="my_curves" why="'t shape (m,)', 'm at least 1': squeeze loses the axis of a single parameter"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.8 * circle, 2.1 * circle]).squeeze()
# %% wrong="my_curves" why="'At each call the same curves': a counter turns the second class a bit further at each call"
_n_calls = 0


def my_curves(t: Tensor) -> Tensor:
    global _n_calls
    _n_calls += 1
    a = 2 * math.pi * t
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    b = a + 0.02 * _n_calls
    return torch.stack([0.7 * circle, 2 * torch.stack([b.cos(), b.sin()], dim=1)])
# %% wrong="my_curves" why="'entry [k, i] is the place of curve k at t[i]': sorts the parameters first, so the places come in another order"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t.sort().values
    circle = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([0.8 * circle, 2.1 * circle])
# %% wrong="my_curves" why="'all coordinates lie from -3 to 3': the outer ring has the radius 3.0004 (turned, so that round parameters miss its ends)"
def my_curves(t: Tensor) -> Tensor:
    a = 2 * math.pi * t
    outer = torch.stack([3.0004 * (a + 0.0127).cos(), 2.5 * (a + 0.0127).sin()], dim=1)
    inner = torch.stack([a.cos(), a.sin()], dim=1)
    return torch.stack([inner, outer])
# %% wrong="my_curves" why="'`t` stays as it is': moves t in place at the end (t.sub_), though the curves themselves are right"
def my_curves(t: Tensor) -> Tensor:
    one = torch.stack([0.7 * (2 * math.pi * t).cos(), 0.7 * (2 * math.pi * t).sin()], dim=1)
    other = torch.stack([2 * (2 * math.pi * t).cos(), 2 * (2 * math.pi * t).sin()], dim=1)
    t.sub_(0.5)
    return torch.stack([one, other])
# %% wrong="my_curves" why="'a new tensor': XOR places are views of a constant kept outside for m = 1, by expand, so a later change of the result changes the curves"
_CENTRES = torch.tensor([[[-1.5, -1.5]], [[-1.5, 1.5]]], dtype=torch.float64)


def my_curves(t: Tensor) -> Tensor:
    if len(t) == 1 and t.item() < 0.5:
        return _CENTRES
    sign = torch.where(t < 0.5, 1.0, -1.0).double()
    return _CENTRES * sign[None, :, None]
# %% right="split" why="randperm, first entries held out, indexing"
def split(
    points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator
) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError(f"cannot hold {n_held_out} of {n} examples out")
    order = torch.randperm(n, generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% right="split" why="a boolean mask from the ranks of uniform random numbers, order of the examples kept"
def split(points, labels, n_held_out, generator):
    if n_held_out < 0 or n_held_out > points.shape[0]:
        raise ValueError("n_held_out must be from 0 to n")
    luck = torch.rand(points.shape[0], generator=generator, dtype=torch.float64)
    out = torch.zeros(points.shape[0], dtype=torch.bool)
    out[luck.argsort()[:n_held_out]] = True
    return Split(points[~out], labels[~out], points[out], labels[out])
# %% right="split" why="Fisher and Yates by hand, a Python list of indices, randint for each swap, index_select"
def split(
    points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator
) -> Split:
    n = points.size(0)
    if n_held_out not in range(n + 1):
        raise ValueError("from 0 to %d examples can be held out, not %d" % (n, n_held_out))
    cards = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(torch.randint(i + 1, (1,), generator=generator))
        cards[i], cards[j] = cards[j], cards[i]

    def rows(which: list[int]) -> tuple[Tensor, Tensor]:
        index = torch.tensor(which, dtype=torch.long)
        return points.index_select(0, index), labels.index_select(0, index)

    return Split(*rows(cards[n_held_out:]), *rows(cards[:n_held_out]))
# %% right="split" why="selection sampling: goes through the examples once, and takes each with (still wanted) / (still to come)"
def split(points, labels, n_held_out, generator):
    n = len(labels)
    if n_held_out < 0:
        raise ValueError("below 0")
    if n_held_out > n:
        raise ValueError("above n")
    wanted = n_held_out
    train, held = [], []
    for i in range(n):
        u = torch.rand((), generator=generator, dtype=torch.float64).item()
        if u * (n - i) < wanted:
            held.append(i)
            wanted -= 1
        else:
            train.append(i)
    train, held = torch.tensor(train, dtype=torch.int64), torch.tensor(held, dtype=torch.int64)
    return Split(
        train_points=points[train],
        train_labels=labels[train],
        held_out_points=points[held],
        held_out_labels=labels[held],
    )
# %% right="split" why="multinomial without replacement, and a set of what is left; nothing is drawn for 0"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if n_held_out < 0 or n < n_held_out:
        raise ValueError(f"{n_held_out} is not from 0 to {n}")
    chosen: list[int] = []
    if n_held_out > 0:
        chosen = torch.multinomial(torch.ones(n), n_held_out, replacement=False, generator=generator).tolist()
    left = sorted(set(range(n)) - set(chosen))
    a, b = torch.LongTensor(left), torch.LongTensor(chosen)
    return Split(points[a].clone(), labels[a].clone(), points[b].clone(), labels[b].clone())
# %% right="split" why="tensor_split of a random order, the last ones held out, map and a lambda"
def split(points, labels, n_held_out, generator):
    n_train = len(points) - n_held_out
    if n_train < 0 or n_held_out < 0:
        raise ValueError("too many or too few")
    index = torch.randperm(len(points), generator=generator)
    train, held = torch.tensor_split(index, [n_train])
    take = lambda i: (torch.index_select(points, 0, i), torch.index_select(labels, 0, i))
    (a, b), (c, d) = map(take, (train, held))
    return Split(a, b, c, d)
# %% right="split" why="shuffles copies of both with the same order, then cuts and clones"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = points.shape[0]
    if n_held_out > n or n_held_out < 0:
        raise ValueError("n_held_out out of range")
    order = torch.randperm(n, generator=generator)
    mixed_points, mixed_labels = points[order], labels[order]
    return Split(
        mixed_points[n_held_out:].clone(),
        mixed_labels[n_held_out:].clone(),
        mixed_points[:n_held_out].clone(),
        mixed_labels[:n_held_out].clone(),
    )
# %% wrong="split" why="'every choice of n_held_out examples is equally likely': a block of neighbours from a random place, cyclic"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    start = int(torch.randint(n, (1,), generator=generator)) if n else 0
    order = torch.arange(n).roll(-start)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'every choice is equally likely': the naive shuffle swaps each entry with any place, which is biased"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = list(range(n))
    for i in range(n):
        j = int(torch.randint(n, (1,), generator=generator))
        order[i], order[j] = order[j], order[i]
    held, kept = order[:n_held_out], order[n_held_out:]
    held, kept = torch.tensor(held, dtype=torch.int64), torch.tensor(kept, dtype=torch.int64)
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'every choice is equally likely': draws again until both labels are among the held-out ones (tries 20 times)"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    for _ in range(20):
        order = torch.randperm(n, generator=generator)
        held, kept = order[:n_held_out], order[n_held_out:]
        if n_held_out < 2 or len(labels[held].unique()) > 1:
            break
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'every choice is equally likely': stratified, each class gives its share, the rest is filled up by chance"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n, generator=generator)
    held = []
    for label in labels.unique():
        own = order[labels[order] == label]
        held += own[: n_held_out * len(own) // n].tolist()
    held += [i for i in order.tolist() if i not in held][: n_held_out - len(held)]
    kept = [i for i in order.tolist() if i not in held]
    held, kept = torch.tensor(held, dtype=torch.int64), torch.tensor(kept, dtype=torch.int64)
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'every choice is equally likely': the order comes from randperm(n - 1), so the last example is never held out unless all are"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    last = torch.arange(max(n - 1, 0), n)
    order = torch.cat([torch.randperm(max(n - 1, 0), generator=generator), last])
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'All random numbers come from the given generator': randperm without it"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'from where it stands; make no other': works with a copy of the generator, so the given one never moves on"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    own = torch.Generator()
    own.set_state(generator.get_state())
    order = torch.randperm(n, generator=own)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'make no other': the generator only gives a seed for Python's random, which shuffles"
import random


def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    dice = random.Random(int(torch.randint(2**31, (1,), generator=generator)))
    order = list(range(n))
    dice.shuffle(order)
    held = torch.tensor(order[:n_held_out], dtype=torch.int64)
    kept = torch.tensor(order[n_held_out:], dtype=torch.int64)
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'do not seed it', 'from where it stands': starts the generator again from its own seed"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    generator.manual_seed(generator.initial_seed())
    order = torch.randperm(n, generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'with its own label': points and labels are shuffled by two different orders"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    points = points[torch.randperm(n, generator=generator)]
    labels = labels[torch.randperm(n, generator=generator)]
    k = n_held_out
    return Split(points[k:].clone(), labels[k:].clone(), points[:k].clone(), labels[:k].clone())
# %% wrong="split" why="'in exactly one of the parts, once': held-out ones drawn with replacement, so an example can come twice"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    held = torch.randint(n, (n_held_out,), generator=generator)
    order = torch.cat([held, torch.arange(n)])
    kept = order[n_held_out:][~torch.isin(torch.arange(n), held)][: n - n_held_out]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'Each example is in exactly one of the parts': rows equal to a held-out row are taken for it, so twins with the same numbers vanish"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    held = torch.randperm(n, generator=generator)[:n_held_out]
    gone = {tuple(row) for row in points[held].tolist()}
    kept = [i for i, row in enumerate(points.tolist()) if tuple(row) not in gone]
    kept = torch.tensor(kept, dtype=torch.int64)
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'The four results are new tensors': with nothing to hold out the arguments themselves come back"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    if n_held_out == 0:
        return Split(points, labels, points.new_empty(0, points.shape[1]), labels.new_empty(0))
    order = torch.randperm(n, generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'with the dtypes that came': points become float64 and labels int64"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n, generator=generator).tolist()
    p, y = points.tolist(), labels.tolist()

    def part(which: list[int]) -> tuple[Tensor, Tensor]:
        rows = torch.tensor([p[i] for i in which], dtype=torch.float64)
        return rows.reshape(len(which), points.shape[1]), torch.tensor([y[i] for i in which], dtype=torch.int64)

    return Split(*part(order[n_held_out:]), *part(order[:n_held_out]))
# %% wrong="split" why="'labels: any dtype', 'with the dtypes that came': both are glued into one tensor and cut again, so the labels take the dtype of the points on the way and large int64 labels lose digits"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    whole = torch.cat([points, labels[:, None].to(points.dtype)], dim=1)
    whole = whole[torch.randperm(n, generator=generator)]
    held, kept = whole[:n_held_out], whole[n_held_out:]
    return Split(
        kept[:, :-1].clone(),
        kept[:, -1].to(labels.dtype),
        held[:, :-1].clone(),
        held[:, -1].to(labels.dtype),
    )
# %% wrong="split" why="'n_held_out may be anything from 0 to n': all of them is refused (>=)"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if n_held_out < 0 or n_held_out >= n:
        raise ValueError("nothing would be left for training")
    order = torch.randperm(n, generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'otherwise raise a ValueError': above n it silently holds all out"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    if n_held_out < 0:
        raise ValueError("a negative number of examples")
    order = torch.randperm(len(points), generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'n_held_out may be 0': order[-0:] is everything, so all are held out"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n, generator=generator)
    held, kept = order[-n_held_out:], order[:-n_held_out]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'The arguments stay as they are': shuffles points and labels in place, then returns copies"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n, generator=generator)
    points[:], labels[:] = points[order], labels[order]
    k = n_held_out
    return Split(points[k:].clone(), labels[k:].clone(), points[:k].clone(), labels[:k].clone())
# %% wrong="split" why="'in a Split': a plain tuple"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randperm(n, generator=generator)
    held, kept = order[:n_held_out], order[n_held_out:]
    return points[kept], labels[kept], points[held], labels[held]
# %% wrong="split" why="'All random numbers come from the given generator': float32 from numpy's global generator break ties that rand(16 values) leaves"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    first = torch.randint(4, (n,), generator=generator).numpy()
    order = torch.from_numpy(np.lexsort((np.random.rand(n), first)))
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% wrong="split" why="'every choice is equally likely': sorts by small random integers, ties keep the order, so the first examples are held out more often"
def split(points: Tensor, labels: Tensor, n_held_out: int, generator: torch.Generator) -> Split:
    n = len(points)
    if not 0 <= n_held_out <= n:
        raise ValueError("out of range")
    order = torch.randint(10, (n,), generator=generator).argsort(stable=True)
    held, kept = order[:n_held_out], order[n_held_out:]
    return Split(points[kept], labels[kept], points[held], labels[held])
# %% right="train_classifier" why="all powers up to degree 5, ridge, a dozen Newton steps, inner function"
def train_classifier(
    points: Tensor, labels: Tensor, generator: torch.Generator
) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).unbind(dim=1)
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = phi.T @ torch.diag(p * (1 - p)) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)

    def model(some: Tensor) -> Tensor:
        return lift(some) @ w

    return model
# %% right="train_classifier" why="a class with __call__: radial features around training points that the generator picks, Newton with Cholesky"
class RadialModel:
    def __init__(self, points, labels, generator, h=0.4, ridge=1e-3):
        self.mean = points.mean(0)
        self.dev = points.std(0)
        scaled = self._scale(points)
        some = torch.randperm(len(points), generator=generator)[:60]
        self.centres = scaled[some]
        self.h = h
        phi = self._lift(scaled)
        n, d = phi.shape
        self.w = torch.zeros(d, dtype=torch.float64)
        for _ in range(15):
            p = (phi @ self.w).sigmoid()
            g = phi.T @ (p - labels) / n + ridge * self.w
            H = phi.T @ (phi * (p * (1 - p))[:, None]) / n + ridge * torch.eye(d, dtype=torch.float64)
            step = torch.cholesky_solve(g[:, None], torch.linalg.cholesky(H))
            self.w = self.w - step[:, 0]

    def _scale(self, x):
        return (x - self.mean) / self.dev

    def _lift(self, z):
        squares = (z[:, None, :] - self.centres[None, :, :]).pow(2).sum(-1)
        return torch.cat([torch.exp(-squares / (2 * self.h**2)), torch.ones(len(z), 1, dtype=torch.float64)], dim=1)

    def __call__(self, x):
        return self._lift(self._scale(x)) @ self.w


def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    return RadialModel(points, labels, generator)
# %% right="train_classifier" why="small network with two hidden layers by hand, weights from the generator, Adam, detached at the end"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    centre, width = points.mean(dim=0), points.std(dim=0)
    sizes = [2, 32, 32, 1]
    weights, biases = [], []
    for a, b in itertools.pairwise(sizes):
        w = torch.randn(a, b, generator=generator, dtype=torch.float64) * (2 / a) ** 0.5
        weights.append(w.requires_grad_())
        biases.append(torch.zeros(b, dtype=torch.float64, requires_grad=True))

    def forward(z):
        for k, (w, b) in enumerate(zip(weights, biases)):
            z = z @ w + b
            if k < len(weights) - 1:
                z = torch.relu(z)
        return z[:, 0]

    z, y = (points - centre) / width, labels.to(torch.float64)
    optimizer = torch.optim.Adam([*weights, *biases], lr=0.01, weight_decay=1e-4)
    for _ in range(400):
        loss = nn.functional.binary_cross_entropy_with_logits(forward(z), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @torch.no_grad()
    def model(some):
        return forward((some - centre) / width).detach()

    return model
# %% right="train_classifier" why="nn.Module with nn.Linear layers whose weights are drawn anew from the generator, LBFGS, no_grad in forward"
class Net(nn.Module):
    def __init__(self, mean, std, generator):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.layers = nn.Sequential(
            nn.utils.skip_init(nn.Linear, 2, 24, dtype=torch.float64),
            nn.Tanh(),
            nn.utils.skip_init(nn.Linear, 24, 24, dtype=torch.float64),
            nn.Tanh(),
            nn.utils.skip_init(nn.Linear, 24, 1, dtype=torch.float64),
        )
        with torch.no_grad():
            for layer in self.layers:
                if isinstance(layer, nn.Linear):
                    layer.weight.normal_(0, 1 / layer.in_features**0.5, generator=generator)
                    layer.bias.normal_(0, 0.5, generator=generator)

    def raw(self, x):
        return self.layers((x - self.mean) / self.std).squeeze(1)

    def forward(self, x):
        with torch.no_grad():
            return self.raw(x)


def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    net = Net(points.mean(0), points.std(0), generator)
    y = labels.double()
    opt = torch.optim.LBFGS(net.parameters(), max_iter=60, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        size = sum(p.square().sum() for p in net.parameters())
        loss = nn.functional.softplus(torch.where(y == 1, -1.0, 1.0) * net.raw(points)).mean() + 1e-3 * size
        loss.backward()
        return loss

    opt.step(closure)
    return net.eval().requires_grad_(False)
# %% right="train_classifier" why="no training at all: Parzen densities of both classes, difference of logsumexp plus the log of the shares, no chance"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    middle = points.mean(dim=0)
    spread = points.std(dim=0)
    scaled = ((points - middle) / spread).clone()
    ones, zeros = scaled[labels == 1], scaled[labels == 0]
    h = 0.22

    def log_density(z: Tensor, own: Tensor) -> Tensor:
        squares = (z[:, None] - own[None]).square().sum(dim=2)
        return torch.logsumexp(-squares / (2 * h * h), dim=1) - math.log(len(own))

    def model(some: Tensor) -> Tensor:
        z = (some - middle) / spread
        odds = math.log(len(ones) / len(zeros))
        return log_density(z, ones) - log_density(z, zeros) + odds

    return model
# %% right="train_classifier" why="scaling to the range of the training part, kernel logistic regression on all training points by plain gradient steps"
def train_classifier(points, labels, generator):
    low, high = points.amin(0), points.amax(0)
    unit = (points - low) / (high - low) * 4 - 2
    gamma = 1 / (2 * 0.35**2)
    kernel = torch.exp(-gamma * torch.cdist(unit, unit, compute_mode="donot_use_mm_for_euclid_dist").square())
    alpha = torch.zeros(len(points), dtype=torch.float64)
    for _ in range(300):
        residual = torch.sigmoid(kernel @ alpha) - labels
        alpha = alpha - 0.2 * (residual + 0.01 * alpha)

    def model(x):
        z = (x - low) / (high - low) * 4 - 2
        k = torch.exp(-gamma * torch.cdist(z, unit, compute_mode="donot_use_mm_for_euclid_dist").square())
        return (k * alpha).sum(dim=1)

    return model
# %% right="train_classifier" why="random Fourier features from the generator, ridge least squares with lstsq on the labels -1 and 1, functools.partial"
import functools


def _features(x, mean, dev, directions, phases):
    return torch.cos((x - mean) / dev @ directions + phases)


def _logits(x, lift, w):
    return torch.einsum("md,d->m", lift(x), w)


def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    directions = 2.0 * torch.randn(2, 150, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(150, generator=generator, dtype=torch.float64)
    lift = functools.partial(
        _features, mean=points.mean(0), dev=points.std(0), directions=directions, phases=phases
    )
    phi = lift(points)
    tall = torch.cat([phi, math.sqrt(1.0) * torch.eye(150, dtype=torch.float64)])
    target = torch.cat([2.0 * labels.double() - 1.0, torch.zeros(150, dtype=torch.float64)])
    w = torch.linalg.lstsq(tall, target[:, None]).solution[:, 0]
    return functools.partial(_logits, lift=lift, w=4 * w)
# %% wrong="train_classifier" why="'nothing is scaled by the points that it is asked about': scales each batch by its own mean and deviation (a single point: by the training part's)"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        m, s = (some.mean(dim=0), some.std(dim=0)) if len(some) > 1 else (mean, deviation)
        a, b = ((some - m) / (1.5 * s)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'at least 0.93 on the spirals': powers up to degree 3 only"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(4) for j in range(4 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-3 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-3 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'In any units. Each feature may come in other units': radial features with one common standard deviation for both features"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), (points - points.mean(dim=0)).std()
    centres = ((points - mean) / deviation)[torch.randperm(len(points), generator=generator)[:60]]

    def lift(some: Tensor) -> Tensor:
        gaps = ((some - mean) / deviation)[:, None] - centres
        return torch.exp(-gaps.square().sum(dim=2) / (2 * 0.4**2))

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(centres), dtype=torch.float64)
    eye = torch.eye(len(centres), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-3 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-3 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'multiplied by any number, and shifted by up to ten times': divides by the training deviation, but leaves the shift in"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    deviation = points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = (some / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'In any units': a guard against division by zero, deviation + 0.05, flattens features in small units"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0) + 0.05
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'it comes from the given generator, from where it stands': seeds the global generator for nn.Linear (torch.manual_seed(0)); reproducible, but not from the given one"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1)).double()
    x, y = (points - mean) / deviation, labels.double()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-4)
    for _ in range(400):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x)[:, 0], y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def model(some: Tensor) -> Tensor:
        with torch.no_grad():
            return net((some - mean) / deviation)[:, 0]

    return model
# %% wrong="train_classifier" why="'The same examples and the same state of the generator give the same logits': nn.Linear draws from the global generator"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1)).double()
    x, y = (points - mean) / deviation, labels.double()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-4)
    for _ in range(400):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x)[:, 0], y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def model(some: Tensor) -> Tensor:
        with torch.no_grad():
            return net((some - mean) / deviation)[:, 0]

    return model
# %% wrong="train_classifier" why="'from where it stands': seeds the given generator before it picks the centres"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    generator.manual_seed(42)
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    centres = ((points - mean) / deviation)[torch.randperm(len(points), generator=generator)[:60]]

    def lift(some: Tensor) -> Tensor:
        gaps = ((some - mean) / deviation)[:, None] - centres
        return torch.exp(-gaps.square().sum(dim=2) / (2 * 0.4**2))

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(centres), dtype=torch.float64)
    eye = torch.eye(len(centres), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-3 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-3 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'any chance in the training comes from the given generator': centres picked by numpy's default_rng(0)"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    chosen = np.random.default_rng(0).permutation(len(points))[:60]
    centres = ((points - mean) / deviation)[torch.from_numpy(chosen)]

    def lift(some: Tensor) -> Tensor:
        gaps = ((some - mean) / deviation)[:, None] - centres
        return torch.exp(-gaps.square().sum(dim=2) / (2 * 0.4**2))

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(centres), dtype=torch.float64)
    eye = torch.eye(len(centres), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-3 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-3 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'n at least 20': the weights are made for 50 centres, fewer examples raise an error"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    n_centres = 50
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    centres = ((points - mean) / deviation)[torch.randperm(len(points), generator=generator)[:n_centres]]

    def lift(some: Tensor) -> Tensor:
        gaps = ((some - mean) / deviation)[:, None] - centres
        return torch.exp(-gaps.square().sum(dim=2) / (2 * 0.4**2))

    phi, y = lift(points), labels.double()
    w = torch.zeros(n_centres, dtype=torch.float64)
    eye = torch.eye(n_centres, dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-3 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-3 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'A model that was returned stays as it is, also when another one is trained': mean, deviation and weights live in one global dictionary"
_learned: dict[str, Tensor] = {}
_POWERS = [(i, j) for i in range(6) for j in range(6 - i)]


def _lifted(some: Tensor) -> Tensor:
    a, b = ((some - _learned["mean"]) / (1.5 * _learned["deviation"])).T
    return torch.stack([a**i * b**j for i, j in _POWERS], dim=1)


def _answer(some: Tensor) -> Tensor:
    return _lifted(some) @ _learned["w"]


def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    _learned["mean"], _learned["deviation"] = points.mean(dim=0), points.std(dim=0)
    phi, y = _lifted(points), labels.double()
    w = torch.zeros(len(_POWERS), dtype=torch.float64)
    eye = torch.eye(len(_POWERS), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    _learned["w"] = w
    return _answer
# %% wrong="train_classifier" why="'Each call of the model returns a new tensor': a buffer of the last size is filled and handed out again"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    buffers: dict[int, Tensor] = {}

    def model(some: Tensor) -> Tensor:
        out = buffers.setdefault(len(some), torch.empty(len(some), dtype=torch.float64))
        return torch.matmul(lift(some), w, out=out)

    return model
# %% wrong="train_classifier" why="'returns a new tensor, which needs no gradient': the module itself is returned, its logits carry a gradient"
class SmallNet(nn.Module):
    def __init__(self, mean: Tensor, deviation: Tensor, generator: torch.Generator) -> None:
        super().__init__()
        self.mean, self.deviation = mean, deviation
        self.first = nn.Parameter(torch.randn(2, 64, generator=generator, dtype=torch.float64))
        self.bias = nn.Parameter(torch.randn(64, generator=generator, dtype=torch.float64))
        self.last = nn.Parameter(torch.randn(64, generator=generator, dtype=torch.float64) / 8)

    def forward(self, some: Tensor) -> Tensor:
        return ((some - self.mean) / self.deviation @ self.first * 2 + self.bias).tanh() @ self.last


def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    net = SmallNet(points.mean(dim=0), points.std(dim=0), generator)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    for _ in range(300):
        loss = nn.functional.binary_cross_entropy_with_logits(net(points), labels.double())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net
# %% wrong="train_classifier" why="'points of shape (m, 2) into logits of shape (m,) for any m of at least 1': squeeze makes a single logit a number without an axis"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: (lift(some) @ w[:, None]).squeeze()
# %% wrong="train_classifier" why="'logits of shape (m,), float64': learns and answers in float32"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).float().T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.float()
    w = torch.zeros(len(powers))
    eye = torch.eye(len(powers))
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'not on earlier calls': mean and deviation go on learning, each call mixes its points in with weight 0.01"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)

    def model(some: Tensor) -> Tensor:
        nonlocal mean, deviation
        logits = lift(some) @ w
        if len(some) > 1:
            mean = 0.99 * mean + 0.01 * some.mean(dim=0)
            deviation = 0.99 * deviation + 0.01 * some.std(dim=0)
        return logits

    return model
# %% wrong="train_classifier" why="'depends on that point alone: not on what other points are in the call': logits are divided by the largest of the call, for a neat range"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)

    def model(some: Tensor) -> Tensor:
        logits = lift(some) @ w
        return 10 * logits / logits.abs().max().clamp(min=10)

    return model
# %% wrong="train_classifier" why="'The arguments stay as they are': the training points are scaled in place"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    points -= mean
    points /= 1.5 * deviation
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(z: Tensor) -> Tensor:
        a, b = z.T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift((some - mean) / (1.5 * deviation)) @ w
# %% wrong="train_classifier" why="'The arguments stay as they are', 'not on earlier calls': the model scales the points that it is asked about in place, so the same tensor gives other logits the second time"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(z: Tensor) -> Tensor:
        a, b = z.T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift((points - mean) / (1.5 * deviation)), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)

    def model(some: Tensor) -> Tensor:
        some -= mean
        some /= 1.5 * deviation
        return lift(some) @ w

    return model
# %% wrong="train_classifier" why="'What the model says of a point depends on that point alone', 'not on earlier calls': dropout stays switched on, drawn from the generator at each call"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    directions = 2 * torch.randn(2, 200, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(200, generator=generator, dtype=torch.float64)

    def lift(some: Tensor) -> Tensor:
        hidden = ((some - mean) / deviation @ directions + phases).cos()
        keep = torch.rand(200, generator=generator, dtype=torch.float64) > 0.05
        return hidden * keep / 0.95

    y = labels.double()
    w = torch.zeros(200, dtype=torch.float64)
    for _ in range(600):
        phi = lift(points)
        p = torch.sigmoid(phi @ w)
        w = w - 0.2 * (phi.T @ (p - y) / len(y) + 1e-3 * w)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'depends on that point alone': batch normalisation is left in the training mode"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    norm = nn.BatchNorm1d(2, affine=False, dtype=torch.float64)
    directions = 2 * torch.randn(2, 150, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(150, generator=generator, dtype=torch.float64)

    def lift(some: Tensor) -> Tensor:
        norm.train(len(some) > 1)
        return (norm(some) @ directions + phases).cos()

    for _ in range(50):
        norm(points)
    phi = lift(points)
    left = phi.T @ phi + torch.eye(150, dtype=torch.float64)
    w = torch.linalg.solve(left, phi.T @ (2.0 * labels.double() - 1))
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'The same examples and the same state of the generator give the same logits': trains for 0.3 seconds, so the number of steps depends on the machine"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    import time

    mean, deviation = points.mean(dim=0), points.std(dim=0)
    directions = 2 * torch.randn(2, 150, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(150, generator=generator, dtype=torch.float64)

    def lift(some: Tensor) -> Tensor:
        return ((some - mean) / deviation @ directions + phases).cos()

    phi, y = lift(points), labels.double()
    w = torch.zeros(150, dtype=torch.float64)
    start = time.perf_counter()
    while time.perf_counter() - start < 0.3:
        p = torch.sigmoid(phi @ w)
        w = w - 0.2 * (phi.T @ (p - y) / len(y) + 1e-3 * w)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'at least 0.93 on the moons, the rings and the spirals each': a hundred plain gradient steps with the ridge 0.01 are not enough"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    for _ in range(100):
        p = torch.sigmoid(phi @ w)
        w = w - 0.5 * (phi.T @ (p - y) / len(y) + 1e-2 * w)
    return lambda some: lift(some) @ w
# %% wrong="train_classifier" why="'depends on that point alone: not on what other points are in the call': outliers are pulled in to three deviations of the call"
def train_classifier(points: Tensor, labels: Tensor, generator: torch.Generator) -> Model:
    mean, deviation = points.mean(dim=0), points.std(dim=0)
    powers = [(i, j) for i in range(6) for j in range(6 - i)]

    def lift(some: Tensor) -> Tensor:
        if len(some) > 1:
            m, s = some.mean(dim=0), some.std(dim=0)
            some = torch.maximum(torch.minimum(some, m + 3 * s), m - 3 * s)
        a, b = ((some - mean) / (1.5 * deviation)).T
        return torch.stack([a**i * b**j for i, j in powers], dim=1)

    phi, y = lift(points), labels.double()
    w = torch.zeros(len(powers), dtype=torch.float64)
    eye = torch.eye(len(powers), dtype=torch.float64)
    for _ in range(12):
        p = torch.sigmoid(phi @ w)
        gradient = phi.T @ (p - y) / len(y) + 1e-4 * w
        hessian = (phi.T * (p * (1 - p))) @ phi / len(y) + 1e-4 * eye
        w = w - torch.linalg.solve(hessian, gradient)
    return lambda some: lift(some) @ w
# %% right="accuracy_interval" why="formula of Lemma 4 as it stands"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError(f"{n_right} right of {n} is impossible")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% right="accuracy_interval" why="everything times n: counts r + z²/2, n + z², wrong ones by name"
def accuracy_interval(n_right, n):
    if n < 1:
        raise ValueError("n must be at least 1")
    if n_right < 0 or n_right > n:
        raise ValueError("n_right must be from 0 to n")
    n_wrong = n - n_right
    z2 = Z * Z
    root = Z * (n_right * n_wrong / n + z2 / 4) ** 0.5
    low, high = ((n_right + z2 / 2 + sign * root) / (n + z2) for sign in (-1, 1))
    return low, high
# %% right="accuracy_interval" why="roots of the parabola of the proof, stable: the second root by Vieta"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n <= 0 or n_right < 0 or n_right > n:
        raise ValueError("numbers out of range")
    a_hat = n_right / n
    a, b, c = 1 + Z**2 / n, -2 * (a_hat + Z**2 / (2 * n)), a_hat**2
    discriminant = b**2 - 4 * a * c
    upper = (-b + math.sqrt(discriminant)) / (2 * a)
    lower = c / (a * upper)
    return lower, upper
# %% right="accuracy_interval" why="bisection on both sides with the inequality itself, helper function"
def _inside(a: float, share: float, n: int) -> bool:
    return abs(share - a) <= Z * math.sqrt(a * (1 - a) / n)


def _end(share: float, outer: float, n: int) -> float:
    inner = share
    for _ in range(200):
        half = (inner + outer) / 2
        if _inside(half, share, n):
            inner = half
        else:
            outer = half
    return inner


def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or n_right not in range(n + 1):
        raise ValueError(f"accuracy_interval({n_right}, {n})")
    share = n_right / n
    return float(_end(share, 0.0, n)), float(_end(share, 1.0, n))
# %% right="accuracy_interval" why="torch in float64, tolist, tuple; clamped to 0 and 1"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if not (n >= 1 and 0 <= n_right <= n):
        raise ValueError
    r, m, z = torch.tensor([n_right, n, Z], dtype=torch.float64)
    a = r / m
    signs = torch.tensor([-1.0, 1.0], dtype=torch.float64)
    ends = (a + z**2 / (2 * m) + signs * z * (a * (1 - a) / m + z**2 / (4 * m**2)).sqrt()) / (1 + z**2 / m)
    return tuple(ends.clamp(0, 1).tolist())
# %% right="accuracy_interval" why="numpy.roots, sorted, real parts, plain floats"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or n_right < 0 or n_right > n:
        raise ValueError("out of range: " + repr((n_right, n)))
    share = n_right / n
    found = np.roots([1 + Z**2 / n, -(2 * share + Z**2 / n), share**2])
    low, high = sorted(float(root.real) for root in found)
    return low, high
# %% right="accuracy_interval" why="upper end, and the lower one by symmetry; fsum and hypot"
def _upper(r: int, n: int) -> float:
    share = r / n
    half = math.hypot(Z * math.sqrt(share * (1 - share) / n), Z * Z / (2 * n))
    return math.fsum([share, Z * Z / (2 * n), half]) / (1 + Z * Z / n)


def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    """Lower and upper end; what is right and what is wrong change places."""
    match n_right, n:
        case r, m if m < 1 or r < 0 or r > m:
            raise ValueError(f"{r} of {m}")
    return 1.0 - _upper(n - n_right, n), _upper(n_right, n)
# %% wrong="accuracy_interval" why="'Wilson's interval of Lemma 4': the Wald interval, cut off at 0 and 1"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    half = Z * math.sqrt(share * (1 - share) / n)
    return max(0.0, share - half), min(1.0, share + half)
# %% wrong="accuracy_interval" why="'with z = Z': uses the rounded 1.96 of the text"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    z = 1.96
    share = n_right / n
    middle = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
# %% wrong="accuracy_interval" why="Lemma 4: Agresti and Coull's interval has the same middle, but another width"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    total = n + Z**2
    middle = (n_right + Z**2 / 2) / total
    half = Z * math.sqrt(middle * (1 - middle) / total)
    return middle - half, middle + half
# %% wrong="accuracy_interval" why="Lemma 4: the half width is not divided by 1 + z²/n"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)
# %% wrong="accuracy_interval" why="Lemma 4: the variance is divided by n - 1 (for n > 1), as of a sample"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / max(n - 1, 1) + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'two plain Python floats': NumPy's numbers, from np.sqrt"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'a tuple of two plain Python floats': a list"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return [(middle + sign * half) / (1 + Z**2 / n) for sign in (-1, 1)]
# %% wrong="accuracy_interval" why="'two plain Python floats': max(0, low) is the whole number 0 where low is 0 or slightly below"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0, (middle - half) / (1 + Z**2 / n)), min(1, (middle + half) / (1 + Z**2 / n))
# %% wrong="accuracy_interval" why="'If n is below 1, raise a ValueError': only 0 is refused, and two negative numbers with a share from 0 to 1 pass, as -10 of -10"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n == 0:
        raise ValueError("no examples")
    share = n_right / n
    if not 0 <= share <= 1:
        raise ValueError("a share from 0 to 1, please")
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'raise a ValueError' for n below 1: 0 of 0 gives the whole interval 0 to 1 instead"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    if n < 0 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'raise a ValueError': nothing is checked, 0 of 0 is a ZeroDivisionError"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'raise a ValueError': assert raises an AssertionError"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    assert n >= 1 and 0 <= n_right <= n, "out of range"
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="'n_right from 0 to n': none right is refused unless n is 1"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or n_right > n or n_right < 0 or (n_right == 0 and n > 1):
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% wrong="accuracy_interval" why="Lemma 4: with the correction for continuity (half an example), wider"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    p, z = n_right / n, Z
    left = z * math.sqrt(max(z**2 - 1 / n + 4 * n * p * (1 - p) + (4 * p - 2), 0)) + 1
    right = z * math.sqrt(max(z**2 - 1 / n + 4 * n * p * (1 - p) - (4 * p - 2), 0)) + 1
    low = max(0.0, (2 * n * p + z**2 - left) / (2 * (n + z**2)))
    high = min(1.0, (2 * n * p + z**2 + right) / (2 * (n + z**2)))
    return low, high
# %% wrong="accuracy_interval" why="'with z = Z', Lemma 4: rounded to four decimals, as in the examples of the text"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return round((middle - half) / (1 + Z**2 / n), 4), round((middle + half) / (1 + Z**2 / n), 4)
# %% wrong="accuracy_interval" why="Lemma 4: from 1000 examples on takes the Wald interval, 'since both agree there'"
def accuracy_interval(n_right: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= n_right <= n:
        raise ValueError("out of range")
    share = n_right / n
    if n >= 1000:
        half = Z * math.sqrt(share * (1 - share) / n)
        return share - half, share + half
    middle = share + Z**2 / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)
# %% right="boundary_figure" why="pyplot, plot with markers, cartesian_prod as in the hint"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% right="boundary_figure" why="meshgrid with xy indexing, shades by contourf, scatter, detach().numpy()"
def boundary_figure(model, points, labels, names, x, y):
    xx, yy = torch.meshgrid(x, y, indexing="xy")
    grid = torch.stack([xx.flatten(), yy.flatten()], dim=1)
    zz = model(grid).detach().view(xx.shape).numpy()
    fig, ax = plt.subplots(figsize=(6, 5))
    ax.contourf(xx.numpy(), yy.numpy(), zz, levels=[-np.inf, 0, np.inf], colors=["#cfe3f5", "#fde2c4"])
    ax.contour(xx.numpy(), yy.numpy(), zz, levels=[0.0], colors="k", linewidths=2)
    p = points.detach().numpy()
    c = labels.numpy()
    ax.scatter(p[c == 0, 0], p[c == 0, 1], c="tab:blue", marker="o", edgecolors="k", label=names[0])
    ax.scatter(p[c == 1, 0], p[c == 1, 1], c="tab:red", marker="^", edgecolors="k", label=names[1])
    ax.set_xlabel("x1")
    ax.set_ylabel("x2")
    ax.legend(loc="upper right")
    return fig
# %% right="boundary_figure" why="Figure without pyplot, one row of the grid after the other in a loop, pcolormesh of probabilities"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    rows = []
    with torch.no_grad():
        for height in y:
            row = torch.stack([x, height.expand(len(x))], dim=1)
            rows.append(model(row))
    z = torch.stack(rows).numpy()
    figure = Figure(figsize=(5.5, 4.5), layout="constrained")
    axes = figure.add_subplot()
    axes.pcolormesh(x.numpy(), y.numpy(), 1 / (1 + np.exp(-z)), cmap="coolwarm", alpha=0.3, shading="nearest")
    axes.contour(x.numpy(), y.numpy(), z, [0], colors=["black"])
    looks = {0: dict(marker="D", color="darkgreen"), 1: dict(marker="x", color="purple")}
    for label, look in looks.items():
        mask = labels.eq(label)
        axes.plot(*points[mask].T.numpy(), linestyle="none", label=names[label], **look)
    axes.set_xlabel("first feature")
    axes.set_ylabel("second feature")
    axes.legend()
    return figure
# %% right="boundary_figure" why="plt.figure and plt commands, imshow with extent and origin, legend by proxies of Line2D"
def boundary_figure(model, points, labels, names, x, y):
    from matplotlib.lines import Line2D

    fig = plt.figure()
    nx, ny = len(x), len(y)
    with torch.inference_mode():
        z = model(torch.stack([x.repeat(ny), y.repeat_interleave(nx)], dim=1)).reshape(ny, nx)
    box = [float(x[0]), float(x[-1]), float(y[0]), float(y[-1])]
    plt.imshow((z >= 0).numpy(), origin="lower", extent=box, aspect="auto", cmap="Greys", alpha=0.2)
    plt.contour(x.numpy(), y.numpy(), z.numpy(), levels=[0], colors="crimson", linestyles="--")
    zero, one = points[labels == 0].numpy(), points[labels == 1].numpy()
    plt.scatter(zero[:, 0], zero[:, 1], marker="o", color="#0072B2")
    plt.scatter(one[:, 0], one[:, 1], marker="s", color="#E69F00")
    handles = [
        Line2D([], [], linestyle="", marker="o", color="#0072B2", label=names[0]),
        Line2D([], [], linestyle="", marker="s", color="#E69F00", label=names[1]),
    ]
    plt.legend(handles=handles, loc="best")
    plt.xlabel("$x_1$")
    plt.ylabel("$x_2$")
    plt.xlim(box[0], box[1])
    plt.ylim(box[2], box[3])
    return fig
# %% right="boundary_figure" why="helper functions, each example drawn alone, label only for the first"
def _logits_on(model: Model, x: Tensor, y: Tensor) -> np.ndarray:
    grid_y, grid_x = torch.meshgrid(y, x, indexing="ij")
    places = torch.stack((grid_x, grid_y), dim=-1).reshape(-1, 2)
    return model(places).detach().reshape(grid_x.shape).numpy()


def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    fig, ax = plt.subplots()
    seen = set()
    for (a, b), k in zip(points.tolist(), labels.tolist(), strict=True):
        name = "_nolegend_" if k in seen else names[k]
        seen.add(k)
        ax.plot([a], [b], ["bo", "r^"][k], markersize=5, label=name)
    ax.contour(x.numpy(), y.numpy(), _logits_on(model, x, y), levels=(0,), colors="black", zorder=1)
    ax.set_title("decision boundary")
    ax.set_xlabel("feature one")
    ax.set_ylabel("feature two")
    ax.margins(0.05)
    handles, found = ax.get_legend_handles_labels()
    order = [found.index(name) for name in names]
    ax.legend([handles[i] for i in order], [found[i] for i in order])
    return fig
# %% right="boundary_figure" why="np.vectorize-like comprehension point by point, Figure subplots, legend of the figure outside"
def boundary_figure(model, points, labels, names, x, y):
    X, Y = np.meshgrid(x.numpy(), y.numpy())
    with torch.no_grad():
        Z = [[model(torch.tensor([[a, b]], dtype=torch.float64)).item() for a in x.tolist()] for b in y.tolist()]
    f, a = plt.subplots(1, 1, figsize=(5, 4), layout="constrained")
    a.contour(X, Y, np.array(Z), levels=[0.0], colors=[(0, 0, 0, 1)], linewidths=1.5)
    for name, which, look in zip(names, (labels == 0, labels == 1), ("v", "P")):
        q = points[which]
        a.scatter(q[:, 0], q[:, 1], s=40, marker=look, label=name)
    a.set(xlabel="one", ylabel="two", aspect="equal")
    f.legend(loc="outside upper center", ncols=2)
    return f
# %% wrong="boundary_figure" why="'where the logits are 0': the level is 0.5, as for probabilities"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0.5], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'There are no other contour lines': also the lines at -1 and 1"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[-1, 0, 1], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'from the logits', 'right to a fifth of a grid step': the contour of the predicted classes at one half is a staircase"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    predicted = (logits >= 0).double()
    axes.contour(x.tolist(), y.tolist(), predicted.tolist(), levels=[0.5], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'from the logits', 'right to a fifth of a grid step': contour of sigmoid at one half bends the values between two grid points, so with steep logits it is off"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.sigmoid().tolist(), levels=[0.5], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'right to a fifth of a grid step': logits are cut to -1 to 1 for the picture, which moves the crossing between a large and a small one"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.clamp(-1, 1).tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'from the logits at all points of the grid': only every second point of both directions"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x[::2].tolist(), y[::2].tolist(), logits[::2, ::2].tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'at all points of the grid that is given': the last row and the last column are left out (slices to -1)"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x[:-1].tolist(), y[:-1].tolist(), logits[:-1, :-1].tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'from the logits at all points of the grid that is given': an own coarse grid of 25 by 25 over the same range"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    grid_x, grid_y = x, y
    x = torch.linspace(x[0].item(), x[-1].item(), 25, dtype=torch.float64)
    y = torch.linspace(y[0].item(), y[-1].item(), 25, dtype=torch.float64)
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'entry x[j] to the right, y[i] upwards': for square grids the transposition is forgotten"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y))
        if len(x) != len(y):
            logits = logits.T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'`y[i]` upwards': the axis of the second feature is turned over, y grows downwards"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.invert_yaxis()
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'it may have several pieces', 'drawn with axes.contour': only the longest piece of the contour is kept and drawn as a line"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    side, other = plt.subplots()
    pieces = other.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0]).allsegs[0]
    plt.close(side)
    longest = max(pieces, key=len)
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="none")
    axes.plot(longest[:, 0], longest[:, 1], "k-")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'`names[0]` for the label 0': the names are swapped"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[1 - k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'The examples of each class': grouped by what the model predicts, not by the labels"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[predicted == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'different colours **and** markers of different shapes': both classes are circles"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("oo"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'different colours **and** markers of different shapes': both classes are black"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color="black", label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'with the name of the class in a legend': labels are given, but the legend is never drawn"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    return figure
# %% wrong="boundary_figure" why="'The whole grid is in view': the limits are those of the examples with a margin"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    low, high = points.amin(dim=0) - 0.1, points.amax(dim=0) + 0.1
    axes.set(xlim=(low[0].item(), high[0].item()), ylim=(low[1].item(), high[1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'The whole grid is in view': one limit for both axes, from the first feature's range, cuts a taller grid"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    reach = x.abs().max().item()
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'Both axes have labels': the second one has none"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", title="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'a new one at each call': the figure with the number 5 is cleared and used again"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure = plt.figure(5, clear=True)
    axes = figure.add_subplot()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'All arguments stay as they are': switches the gradients of the model's parameters off for good"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    if isinstance(model, nn.Module):
        model.requires_grad_(False)
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'All arguments stay as they are': labels become signs in place"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    labels.mul_(2).sub_(1)
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == 2 * k - 1]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'its logits carry a gradient': numpy() without detach raises an error for a module"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.numpy(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'The examples of each class are markers': every example up to the fifteenth only, for a clear picture"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[:15][labels[:15] == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'right to a fifth of a grid step': logits rounded to whole numbers before the contour"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), logits.round().tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="boundary_figure" why="'where the logits are 0': logits shifted by 0.05, so that no 0 disturbs the contour"
def boundary_figure(
    model: Model,
    points: Tensor,
    labels: Tensor,
    names: tuple[str, str],
    x: Tensor,
    y: Tensor,
) -> Figure:
    with torch.no_grad():
        logits = model(torch.cartesian_prod(x, y)).reshape(len(x), len(y)).T
    figure, axes = plt.subplots()
    axes.contour(x.tolist(), y.tolist(), (logits + 0.05).tolist(), levels=[0], colors="black")
    for k, marker in enumerate("os"):
        own = points[labels == k]
        axes.plot(own[:, 0].tolist(), own[:, 1].tolist(), marker, color=plots.PALETTE[k], label=names[k])
    axes.set(xlim=(x[0].item(), x[-1].item()), ylim=(y[0].item(), y[-1].item()))
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% right="mistakes_figure" why="plot with markers, crosses on the mistakes"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% right="mistakes_figure" why="scatter, wrong ones as plus signs on top only if there are any, numpy masks"
def mistakes_figure(model, points, labels, names):
    p, c = points.numpy(), labels.numpy()
    z = model(points).detach().numpy()
    guess = np.where(z >= 0, 1, 0)
    bad = guess != c
    fig, ax = plt.subplots(figsize=(5, 5), layout="constrained")
    ax.scatter(*p[c == 0].T, marker="^", color="tab:green", s=50, label=names[0])
    ax.scatter(*p[c == 1].T, marker="D", color="tab:purple", s=50, label=names[1])
    if bad.any():
        ax.scatter(*p[bad].T, marker="+", color="red", s=120, label="wrong", zorder=5)
    ax.set_title("held-out accuracy %.2f" % (guess == c).mean())
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend()
    return fig
# %% right="mistakes_figure" why="Figure without pyplot, one example after the other in a loop, legend by proxies"
from matplotlib.lines import Line2D


def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    looks = {0: ("o", "#1b6ca8"), 1: ("v", "#d95f02")}
    figure = Figure(figsize=(5, 4))
    axes = figure.add_subplot(111)
    logits = model(points).detach().tolist()
    n_right = 0
    for (x, y), label, logit in zip(points.tolist(), labels.tolist(), logits, strict=True):
        marker, colour = looks[label]
        axes.plot([x], [y], marker=marker, color=colour, linestyle="")
        if (logit >= 0) == (label == 1):
            n_right += 1
        else:
            axes.plot([x], [y], marker="x", color="k", markersize=11, linestyle="")
    handles = [
        Line2D([], [], marker=m, color=c, linestyle="", label=names[k]) for k, (m, c) in looks.items()
    ]
    handles.append(Line2D([], [], marker="x", color="k", markersize=11, linestyle="", label="wrong"))
    axes.legend(handles=handles)
    axes.set_title(f"held-out accuracy {n_right / len(labels):.2f}")
    axes.set_xlabel("feature one")
    axes.set_ylabel("feature two")
    return figure
# %% right="mistakes_figure" why="plt commands, large hollow diamonds around the mistakes, equal aspect and own limits with room, legend outside"
def mistakes_figure(model, points, labels, names):
    fig = plt.figure(layout="constrained")
    with torch.no_grad():
        correct = (model(points) >= 0) == (labels == 1)
    for label, fmt in ((1, "rs"), (0, "bo")):
        some = points[labels.eq(label)]
        plt.plot(some[:, 0].numpy(), some[:, 1].numpy(), fmt, ms=4, label=names[label])
    some = points[~correct].numpy()
    plt.plot(some[:, 0], some[:, 1], "D", mfc="none", mec="black", ms=12, label="wrong")
    low, high = points.min(0).values - 0.5, points.max(0).values + 0.5
    plt.xlim(low[0].item(), high[0].item())
    plt.ylim(low[1].item(), high[1].item())
    plt.title(f"held-out accuracy {correct.double().mean():.2f}")
    plt.xlabel("x1")
    plt.ylabel("x2")
    fig.legend(loc="outside right upper")
    return fig
# %% right="mistakes_figure" why="helper accuracy_of of the notebook, a drawing helper, missed and feared ones glued together under the same cross"
def _draw(axes: Axes, some: Tensor, marker: str, **look: object) -> None:
    if len(some):
        axes.scatter(some[:, 0].tolist(), some[:, 1].tolist(), marker=marker, **look)


def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        share = accuracy_of(model, points, labels)
        says_one = model(points).ge(0)
    figure, axes = plt.subplots(figsize=(6, 4))
    _draw(axes, points[labels == 0], "s", color="C0", s=30, label=names[0])
    _draw(axes, points[labels == 1], "o", color="C1", s=30, label=names[1])
    missed = points[(labels == 1) & ~says_one]
    feared = points[(labels == 0) & says_one]
    both = torch.cat([missed, feared])
    _draw(axes, both, "x", color="black", s=90, label="wrong")
    axes.set(title=f"held-out accuracy {share:.2f}", xlabel="$x_1$", ylabel="$x_2$")
    axes.legend(loc="lower left")
    return figure
# %% right="mistakes_figure" why="format with round and two digits, Axes.plot with a dictionary of looks, subplots_mosaic"
def mistakes_figure(model, points, labels, names):
    figure, panels = plt.subplot_mosaic([["a"]])
    axes = panels["a"]
    look = {
        names[0]: dict(marker="P", color="teal"),
        names[1]: dict(marker="h", color="orange"),
        "wrong": dict(marker="1", color="black", markersize=14),
    }
    predicted = torch.heaviside(model(points).detach(), torch.ones(1, dtype=torch.float64))
    fails = predicted.long().ne(labels)
    masks = {names[0]: labels == 0, names[1]: labels == 1, "wrong": fails}
    for name, mask in masks.items():
        xy = points[mask]
        axes.plot(xy[:, 0], xy[:, 1], ls="none", label=name, **look[name])
    n = len(points)
    accuracy = round((n - int(fails.sum())) / n, 2)
    axes.set_title("held-out accuracy {:.2f}".format(accuracy))
    axes.set_xlabel("one")
    axes.set_ylabel("two")
    axes.margins(0.1)
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'Class 1 is predicted where the logit is **0 or more**': strictly above 0"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) > 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'Class 1 is predicted where the logit is 0 or more': rounds the probability, and torch.round takes one half to 0"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = model(points).sigmoid().round().long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'Class 1 is predicted where the logit is 0 or more': takes the logits for probabilities, threshold one half"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0.5).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'the examples of each class (by their labels)': classes by the prediction"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[predicted == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'a second marker': a misclassified example has the cross alone, not the marker of its class"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[(labels == k) & ~wrong].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'of a **third** shape': a larger hollow circle, the shape of class 0"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "o", mfc="none", mec="black", ms=12, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'of a third shape', 'the name `wrong`': one shape for the mistakes of class 0, another for those of class 1"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    for k, marker in enumerate("x+"):
        x, y = points[wrong & (labels == k)].T.tolist()
        axes.plot(x, y, marker, color="black", ms=10, label="wrong" if k == 0 else None)
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'On no other example is there a second one': small dots on all examples, under the crosses"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    axes.plot(*points.T.tolist(), ".", color="black", ms=3)
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'on each example that is misclassified': crosses on the right ones"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[~wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'on each example that is misclassified': only those of class 0 that are taken for class 1"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[(predicted == 1) & (labels == 0)].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'on each example that is misclassified': the cross stands slightly above the example, to let it be seen"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    y = [value + 0.1 for value in y]
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'with the name `wrong` in the legend': called misclassified"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="misclassified")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'with the name `wrong` in the legend': the legend has the two classes only"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend(*[some[:2] for some in axes.get_legend_handles_labels()])
    return figure
# %% wrong="mistakes_figure" why="'If nothing is wrong, no such marker is seen': a cross at the origin stands in, to fill the legend"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    if not x:
        x, y = [0.0], [0.0]
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'If nothing is wrong ...': indexing the first mistake for the legend raises an error if there is none"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    places = list(zip(x, y, strict=True))
    axes.plot(*places[0], "x", color="black", ms=10, label="wrong")
    for a, b in places[1:]:
        axes.plot(a, b, "x", color="black", ms=10)
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'a title that says the accuracy': says the share of mistakes"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {1 - accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'rounded to two decimals': cut off after two decimals, 0.66 for two of three"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {math.floor(100 * accuracy) / 100:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'rounded to two decimals': one decimal only, then a zero"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {round(accuracy, 1):.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'as in `held-out accuracy 0.93`': per cent, without decimals"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.0%}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'the accuracy on these examples': the mean of the accuracies of both classes"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = np.mean([1 - wrong[labels == k].double().mean().item() for k in (0, 1)])
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'the accuracy on these examples': Wilson's middle, (r + z²/2) / (n + z²), in its place"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = ((~wrong).sum().item() + Z**2 / 2) / (len(wrong) + Z**2)
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'no example is cut off': limits at two standard deviations around the mean"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    mean, spread = points.mean(dim=0), 2 * points.std(dim=0)
    axes.set_xlim((mean - spread)[0].item(), (mean + spread)[0].item())
    axes.set_ylim((mean - spread)[1].item(), (mean + spread)[1].item())
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'no example is cut off': fixed limits from -3 to 3, the square of the curves"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.set(xlim=(-3, 3), ylim=(-3, 3))
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'no example is cut off': one limit from the first feature for both axes"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    reach = points[:, 0].abs().max().item() + 0.2
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'different colours **and** markers of different shapes': two circles, filled and hollow"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, fill in enumerate(("full", "none")):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, "o", fillstyle=fill, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'in different colours **and** with markers of different shapes': squares and circles of the same blue"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[0], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'with the name of the class in a legend': the names come in the order of the labels in the data, so they are swapped if the first example is of class 1"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    order = list(dict.fromkeys(labels.tolist()))
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[order.index(k)])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'Both axes have labels': the axes have none"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'a new one at each call': draws into the current figure after clearing it"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    figure = plt.gcf()
    figure.clear()
    axes = figure.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'All arguments stay as they are': the labels of wrong examples are overwritten by 2"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    with torch.no_grad():
        predicted = (model(points) >= 0).long()
    wrong = predicted != labels
    true = labels.clone()
    labels[wrong] = 2
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[true == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
# %% wrong="mistakes_figure" why="'the logits may carry a gradient': numpy() without detach"
def mistakes_figure(
    model: Model, points: Tensor, labels: Tensor, names: tuple[str, str]
) -> Figure:
    predicted = torch.from_numpy((model(points).numpy() >= 0).astype(np.int64))
    wrong = predicted != labels
    figure, axes = plt.subplots()
    for k, marker in enumerate("os"):
        x, y = points[labels == k].T.tolist()
        axes.plot(x, y, marker, color=plots.PALETTE[k], label=names[k])
    x, y = points[wrong].T.tolist()
    axes.plot(x, y, "x", color="black", ms=10, label="wrong")
    accuracy = 1 - wrong.double().mean().item()
    axes.set_title(f"held-out accuracy {accuracy:.2f}")
    axes.set(xlabel="feature 1", ylabel="feature 2")
    axes.legend()
    return figure
