# %% right="q_network" why="Sequential from pairwise neighbours"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(width < 1 for width in hidden):
        raise ValueError(f"the hidden widths are {list(hidden)}, expected each to be at least 1")
    widths = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers.append(nn.Linear(before, after))
        layers.append(nn.ReLU())
    layers.pop()
    return nn.Sequential(*layers)

# %% right="q_network" why="own Module with a ModuleList, functional ReLU, separate head"
class _model(nn.Module):
    def __init__(self, n_in, n_out, hidden):
        super().__init__()
        self.body = nn.ModuleList()
        for width in hidden:
            self.body.append(nn.Linear(n_in, width))
            n_in = width
        self.head = nn.Linear(n_in, n_out)

    def forward(self, x):
        for layer in self.body:
            x = functional.relu(layer(x))
        return self.head(x)


def q_network(n_features, n_actions, hidden):
    if min(hidden, default=1) < 1:
        raise ValueError(f"a layer cannot have {min(hidden)} units")
    return _model(n_features, n_actions, hidden)

# %% right="q_network" why="recursion, one in-place ReLU per hidden layer, add_module names"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    net = nn.Sequential()

    def grow(n_in, rest, depth):
        if len(rest) == 0:
            net.add_module("values", nn.Linear(n_in, n_actions))
            return
        first = rest[0]
        if first < 1:
            raise ValueError(f"hidden layer {depth} has a width of {first}")
        net.add_module(f"hidden{depth}", nn.Linear(n_in, first))
        net.add_module(f"relu{depth}", nn.ReLU(inplace=True))
        grow(first, rest[1:], depth + 1)

    grow(n_features, hidden, 1)
    return net

# %% right="q_network" why="subclass of Sequential, one shared ReLU object, zip of shifted lists, clamp-free"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    class QNetwork(nn.Sequential):
        """Linear maps with a ReLU between."""

    bad = [h for h in hidden if h <= 0]
    if bad:
        raise ValueError(f"hidden widths must be positive, got {bad}")
    relu = nn.ReLU()
    inputs, outputs = [n_features, *hidden], [*hidden, n_actions]
    linear = [nn.Linear(i, o, bias=True) for i, o in zip(inputs, outputs)]
    parts = [linear[0]]
    for layer in linear[1:]:
        parts.extend((relu, layer))
    return QNetwork(*parts)

# %% wrong="q_network" why="min of an empty sequence raises ValueError: hidden=() a single linear map"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if min(hidden) < 1:
        raise ValueError(f"hidden widths must be at least 1, got {tuple(hidden)}")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="only zero is refused: a width below 1 is a ValueError, -3 gives a RuntimeError of torch"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if 0 in hidden:
        raise ValueError(f"a hidden layer of width 0 makes no sense: {hidden}")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="seeds torch: each network begins with random weights of its own"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    for width in hidden:
        if width < 1:
            raise ValueError(f"width {width} is below 1")
    torch.manual_seed(52)  # reproducible
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="a ReLU after the first layer only: a ReLU after each but the last"
class QNet(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(widths))

    def forward(self, x):
        first, *rest = self.layers
        x = first(x)
        if rest:
            x = torch.relu(x)
        for layer in rest:
            x = layer(x)
        return x


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(h < 1 for h in hidden):
        raise ValueError(f"hidden is {hidden}, expected widths of at least 1")
    return QNet([n_features, *hidden, n_actions])

# %% wrong="q_network" why="builds from the back and so takes the widths last to first: width of each hidden layer, first to last"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(h < 1 for h in hidden):
        raise ValueError(f"hidden is {hidden}, expected widths of at least 1")
    layers, n_in, left = [], n_features, list(hidden)
    while left:
        width = left.pop()
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    layers.append(nn.Linear(n_in, n_actions))
    return nn.Sequential(*layers)

# %% wrong="q_network" why="the last layer begins at zero: random weights (of each nn.Linear)"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(h < 1 for h in hidden):
        raise ValueError(f"hidden is {hidden}, expected widths of at least 1")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    layers.pop()
    nn.init.zeros_(layers[-1].weight)  # no action is preferred at first
    nn.init.zeros_(layers[-1].bias)
    return nn.Sequential(*layers)

# %% wrong="q_network" why="hidden += changes a list that the caller passed: arguments stay as they are"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(h < 1 for h in hidden):
        raise ValueError(f"hidden is {hidden}, expected widths of at least 1")
    layers, n_in = [], n_features
    hidden += (n_actions,) if isinstance(hidden, tuple) else [n_actions]
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="plain list of layers in a module: weights are not registered, no Linear layers that the optimiser or .to sees"
class Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(h < 1 for h in hidden):
        raise ValueError(f"hidden is {hidden}, expected widths of at least 1")
    return Net([n_features, *hidden, n_actions])

# %% right="ReplayBuffer" why="plain version, two integers"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity = capacity
        self.observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.next_observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.terminated = np.zeros(capacity, dtype=np.float32)
        self.next_row, self.size = 0, 0

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.next_row
        self.observations[row] = observation
        self.actions[row] = action
        self.rewards[row] = reward
        self.next_observations[row] = next_observation
        self.terminated[row] = terminated
        self.next_row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("the buffer is empty: 0 transitions are stored")
        rows = rng.integers(self.size, size=batch_size)
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% right="ReplayBuffer" why="one counter of all additions, dict of columns, bool flags, torch.tensor copies, rng.choice"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        kinds = {
            "observation": ((capacity, n_features), "float32"),
            "action": (capacity, "int64"),
            "reward": (capacity, "float32"),
            "next_observation": ((capacity, n_features), "float32"),
            "terminated": (capacity, "bool"),
        }
        self._store = {name: np.empty(shape, dtype) for name, (shape, dtype) in kinds.items()}
        self._capacity = capacity
        self._n_added = 0

    def __len__(self) -> int:
        return min(self._n_added, self._capacity)

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        given = locals()
        where = self._n_added % self._capacity
        for name, column in self._store.items():
            column[where] = given[name]
        self._n_added += 1

    def sample(self, batch_size, rng, device):
        if not len(self):
            raise ValueError("nothing is stored yet, so nothing can be drawn")
        rows = rng.choice(len(self), size=batch_size, replace=True)

        def _sample(name, dtype):
            return torch.tensor(self._store[name][rows], dtype=dtype, device=device)

        return (
            _sample("observation", torch.float32),
            _sample("action", torch.int64),
            _sample("reward", torch.float32),
            _sample("next_observation", torch.float32),
            _sample("terminated", torch.float32),
        )

# %% right="ReplayBuffer" why="itertools.cycle over rows, random() scaled to rows, both observations in one array, np.take"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.pairs = np.zeros((capacity, 2, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.numbers = np.zeros((2, capacity), np.float32)  # rewards, terminated
        self.rows = itertools.cycle(range(capacity))
        self.filled = 0

    def __len__(self) -> int:
        return self.filled

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = next(self.rows)
        self.pairs[row, 0], self.pairs[row, 1] = observation, next_observation
        self.actions[row] = action
        self.numbers[:, row] = reward, float(terminated)
        if self.filled <= row:
            self.filled = row + 1

    def sample(self, batch_size, rng, device):
        if self.filled < 1:
            raise ValueError(f"the buffer holds {self.filled} transitions, expected at least one")
        rows = (rng.random(batch_size) * self.filled).astype(np.int64)
        pairs = self.pairs.take(rows, axis=0)
        rewards, ends = self.numbers.take(rows, axis=1)

        def there(array):
            return torch.from_numpy(np.ascontiguousarray(array)).to(device)

        return there(pairs[:, 0]), there(self.actions[rows]), there(rewards), there(pairs[:, 1]), there(ends)

# %% wrong="ReplayBuffer" why="reuses its batch arrays: tensors stay as they are whatever is added or drawn later"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]
        self.batches = {}

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        for column, value in zip(self.columns, (observation, action, reward, next_observation, terminated)):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        if batch_size not in self.batches:  # allocate once for each size
            self.batches[batch_size] = [np.empty((batch_size, *c.shape[1:]), c.dtype) for c in self.columns]
        drawn = self.batches[batch_size]
        for column, out in zip(self.columns, drawn):
            out[...] = column[rows]
        return tuple(torch.from_numpy(out).to(device) for out in drawn)

# %% wrong="ReplayBuffer" why="keeps the observation arrays themselves: store a copy"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.empty(capacity, dtype=object)
        self.next_observations = np.empty(capacity, dtype=object)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        columns = (
            np.stack(self.observations[rows]).astype(np.float32),
            self.actions[rows],
            self.rewards[rows],
            np.stack(self.next_observations[rows]).astype(np.float32),
            self.terminated[rows],
        )
        return tuple(torch.from_numpy(c).to(device) for c in columns)

# %% wrong="ReplayBuffer" why="without replacement where the buffer is large enough: uniformly and with replacement"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.choice(self.size, size=batch_size, replace=batch_size > self.size)
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)

# %% wrong="ReplayBuffer" why="capacity modulo size is not uniform while the buffer fills: draws rows uniformly from the rows that are filled"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.capacity, size=batch_size) % self.size
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)

# %% wrong="ReplayBuffer" why="the newest transition is always in the batch: draws rows uniformly"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        rows[-1:] = self.row - 1 if self.row else self.size - 1  # learn the latest at once
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)

# %% wrong="ReplayBuffer" why="class attribute holds the arrays, a second buffer takes them from the first: the constructor makes one array for each column (of this buffer)"
class ReplayBuffer:
    columns: dict[str, NDArray[Any]] = {}

    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns["observations"] = np.zeros((capacity, n_features), np.float32)
        self.columns["actions"] = np.zeros(capacity, np.int64)
        self.columns["rewards"] = np.zeros(capacity, np.float32)
        self.columns["next_observations"] = np.zeros((capacity, n_features), np.float32)
        self.columns["terminated"] = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        values = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns.values(), values):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in self.columns.values())

# %% wrong="ReplayBuffer" why="rewards are stored as whole numbers: rewards float32, 0.5 comes back as 0"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions, self.rewards, self.terminated = np.zeros((3, capacity), np.int64)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        return (
            torch.from_numpy(self.observations[rows]).to(device),
            torch.from_numpy(self.actions[rows]).to(device),
            torch.from_numpy(self.rewards[rows]).float().to(device),
            torch.from_numpy(self.next_observations[rows]).to(device),
            torch.from_numpy(self.terminated[rows]).float().to(device),
        )

# %% wrong="ReplayBuffer" why="draws by NumPy's global generator: by the generator that it is given, the generator moves on"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = np.random.randint(self.size, size=batch_size)
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)

# %% wrong="ReplayBuffer" why="emptiness is judged by the next row: at an exactly full ring it raises although capacity transitions are stored"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = self.row
        self.observations[row], self.next_observations[row] = observation, next_observation
        self.actions[row], self.rewards[row], self.terminated[row] = action, reward, terminated
        self.row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.row == 0:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        columns = (self.observations, self.actions, self.rewards, self.next_observations, self.terminated)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)

# %% right="exploration_rate" why="fraction of the way, cut at 1"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(n_steps / duration, 1.0)
    return start + fraction * (end - start)

# %% right="exploration_rate" why="np.interp is flat outside"
def exploration_rate(n_steps, start, end, duration):
    return float(np.interp(n_steps, [0, duration], [start, end]))

# %% right="exploration_rate" why="early return, weights of both ends"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    if n_steps >= duration:
        return float(end)
    left = duration - n_steps
    return (left * start + n_steps * end) / duration

# %% right="exploration_rate" why="line with a floor"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    slope = (start - end) / duration
    return max(end, start - slope * n_steps)

# %% wrong="exploration_rate" why="half a cosine meets the line at both ends and half-way only: falls on a straight line"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(n_steps / duration, 1.0)
    return float(end + (start - end) * (1.0 + np.cos(np.pi * fraction)) / 2.0)

# %% wrong="exploration_rate" why="the slope is that of a start at 1: from start, at step 0, to end, at step duration"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return max(end, start - n_steps * (1.0 - end) / duration)

# %% wrong="exploration_rate" why="rounded to two digits: a straight line has no steps"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(1.0, n_steps / duration)
    return round(start + (end - start) * fraction, 2)

# %% wrong="exploration_rate" why="an end of 0 becomes 0.01: end is the value from step duration on, in [0, start]"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    end = end or 0.01  # never stop to explore
    fraction = min(1.0, n_steps / duration)
    return start + (end - start) * fraction

# %% wrong="exploration_rate" why="always 1 at step 0: start is the value at step 0"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    if n_steps == 0:
        return 1.0
    if n_steps >= duration:
        return end
    return start - (start - end) * n_steps / duration

# %% wrong="exploration_rate" why="the end is reached one step early, and a duration of 1 divides by 0: to end, at step duration"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return float(np.linspace(start, end, duration)[min(n_steps, duration - 1)])

# %% wrong="exploration_rate" why="exponential fall through both ends: on a straight line"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(1.0, n_steps / duration)
    return start * (end / start) ** fraction

# %% right="td_targets" why="detach, amax, formula"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    best = next_values.detach().amax(dim=1)
    return rewards + gamma * (1.0 - terminated) * best

# %% right="td_targets" why="no_grad decorator, max values, torch.where on the flag"
@torch.no_grad()
def td_targets(rewards, next_values, terminated, gamma):
    future, _ = torch.max(next_values, dim=-1)
    return torch.where(terminated.bool(), rewards, rewards + gamma * future)

# %% right="td_targets" why="clone and add at the rows that go on"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    targets = rewards.clone()
    goes_on = terminated == 0
    with torch.no_grad():
        targets[goes_on] += gamma * next_values[goes_on].max(dim=1).values
    return targets

# %% right="td_targets" why="NumPy and back to the same device and dtype"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    r, q, d = (t.detach().cpu().numpy() for t in (rewards, next_values, terminated))
    y = r + gamma * (1 - d) * q.max(axis=1)
    return torch.as_tensor(y, dtype=torch.float32, device=rewards.device)

# %% right="td_targets" why="topk, addcmul, single squeeze of the right axis"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    top = next_values.topk(1, dim=1).values.squeeze(1)
    return torch.addcmul(rewards, 1 - terminated, top, value=gamma).detach()

# %% wrong="td_targets" why="cut at 100: estimates may exceed it, do not cut them off"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    best = next_values.detach().amax(dim=1)
    return (rewards + gamma * (1.0 - terminated) * best).clamp(max=100.0)

# %% wrong="td_targets" why="squeeze() drops the batch axis of a batch of one: shape [batch]"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    best = next_values.detach().max(dim=1, keepdim=True).values
    return (rewards.unsqueeze(1) + gamma * (1 - terminated.unsqueeze(1)) * best).squeeze()

# %% wrong="td_targets" why="detach_ takes the argument itself off its graph: arguments are not changed"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    next_values.detach_()
    return rewards + gamma * (1.0 - terminated) * next_values.amax(dim=1)

# %% wrong="td_targets" why="built anew on the CPU: on the same device"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    rows = zip(rewards.tolist(), next_values.tolist(), terminated.tolist())
    return torch.tensor([r if d else r + gamma * max(q) for r, q, d in rows], dtype=torch.float32)

# %% wrong="td_targets" why="the whole batch's largest value for every row: the largest of each row"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    with torch.no_grad():
        return rewards + gamma * (1.0 - terminated) * next_values.max()

# %% wrong="td_targets" why="works in place on next_values by a detached alias: arguments are not changed"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    future = next_values.detach()
    future *= (1.0 - terminated).unsqueeze(1)
    return rewards + gamma * future.amax(dim=1)

# %% wrong="td_targets" why="a best value below 0 counts as 0: the formula takes the max as it is, values may be negative"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    with torch.no_grad():
        chosen = next_values.argmax(dim=1)
        best = next_values.index_select(1, chosen).diagonal()
        return rewards + (gamma * (1.0 - terminated) * best.relu())

# %% wrong="td_targets" why="looks at the first and the last action alone, as in CartPole: next_values has shape [batch, n_actions], max over a'"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    with torch.no_grad():
        left, right = next_values[:, 0], next_values[:, -1]
        best = torch.where(right > left, right, left)
        return rewards + gamma * (1.0 - terminated) * best

# %% wrong="td_targets" why="a gamma of 0 is taken for not given: gamma in [0, 1]"
def td_targets(rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float) -> Tensor:
    gamma = gamma or 0.99
    best = next_values.detach().amax(dim=1)
    return rewards + gamma * (1.0 - terminated) * best

# %% right="dqn_update" why="gather, squeeze(1), smooth_l1_loss"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% right="dqn_update" why="fancy index, nn.HuberLoss, closure"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    rows = torch.arange(len(actions), device=actions.device)
    criterion = nn.HuberLoss()

    def closure():
        optimiser.zero_grad()
        _loss = criterion(network(observations)[rows, actions], targets)
        _loss.backward()
        return _loss

    return float(optimiser.step(closure))

# %% right="dqn_update" why="one-hot mask and a hand-written Huber"
def _loss(error):
    size = error.abs()
    return torch.where(size <= 1.0, 0.5 * error**2, size - 0.5).mean()


def dqn_update(network, optimiser, observations, actions, targets) -> float:
    optimiser.zero_grad(set_to_none=True)
    values = network(observations)
    mask = functional.one_hot(actions, values.shape[1]).to(values.dtype)
    loss = _loss((values * mask).sum(dim=1) - targets)
    loss.backward()
    optimiser.step()
    return float(loss.detach())

# %% right="dqn_update" why="row by row with stack, sum divided by the batch"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    q = network(observations)
    own = torch.stack([row[a] for row, a in zip(q, actions.tolist(), strict=True)])
    loss = functional.huber_loss(own, targets, reduction="sum", delta=1.0) / len(own)
    before = loss.item()
    network.zero_grad()
    loss.backward()
    optimiser.step()
    return before

# %% right="dqn_update" why="clamp form of Huber, take_along_dim, autograd.grad"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    chosen = torch.take_along_dim(network(observations), actions[:, None], dim=1)[:, 0]
    size = (chosen - targets).abs()
    inner = size.clamp(max=1.0)
    loss = (inner * (size - inner / 2)).mean()
    optimiser.zero_grad()
    weights = [p for p in network.parameters() if p.requires_grad]
    for weight, slope in zip(weights, torch.autograd.grad(loss, weights, allow_unused=True)):
        weight.grad = slope
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="gradients are cut at 100 as in a well-known tutorial: nothing is clipped here"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(network.parameters(), 100)
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="no step where the loss is 0, although momentum moves on: let the optimiser take one step"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    if loss.item() == 0.0:  # nothing to learn
        return 0.0
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="rounded loss: return the loss as it was before the step"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return round(loss.item(), 3)

# %% wrong="dqn_update" why="unsqueeze_ leaves the caller's actions as [batch, 1]: arguments are not changed, only weights change in place"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    if actions.dim() == 1:
        actions.unsqueeze_(1)
    values = network(observations).gather(1, actions).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="no squeeze: each value is compared with every target"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1))
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="the loss of the moved weights is returned: the mean loss of the batch before the step"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    def measure():
        values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
        return functional.smooth_l1_loss(values, targets)

    optimiser.zero_grad()
    measure().backward()
    optimiser.step()
    with torch.no_grad():
        return measure().item()

# %% wrong="dqn_update" why="mean over batch and actions of masked errors: averaged over the batch"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations)
    wanted = values.detach().clone()
    wanted[torch.arange(len(actions)), actions] = targets
    loss = functional.smooth_l1_loss(values, wanted)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="old gradients are forgotten after the step, not before: forget old gradients, compute new ones"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()

# %% wrong="dqn_update" why="one step for each row: move the weights one step on the mean"
def dqn_update(network, optimiser, observations, actions, targets) -> float:
    losses = []
    for observation, action, target in zip(observations, actions, targets):
        value = network(observation.unsqueeze(0))[0, action]
        loss = functional.smooth_l1_loss(value, target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)

# %% right="train_agent" why="plain loop, reset at the end of an episode"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, float(reward), next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% right="train_agent" why="resets only when a further step is due"
def train_agent(env, agent, steps, seed):
    returns: list[float] = []
    rewards: list[float] = []
    over, seeds = True, iter([seed])
    for number in steps:
        if over:
            now = env.reset(seed=next(seeds, None))[0]
            rewards.clear()
        action = agent.act(now, number)
        then, reward, terminated, truncated, _info = env.step(action)
        agent.remember(now, action, reward, then, terminated)
        agent.learn()
        rewards.append(float(reward))
        now, over = then, terminated or truncated
        if over:
            returns.append(sum(rewards))
    return returns

# %% right="train_agent" why="one helper plays an episode out of a shared iterator"
def train_agent(env, agent, steps, seed):
    numbers = iter(steps)

    def episode(observation):
        """Return of a finished episode, or None where the numbers ran out."""
        earned = 0.0
        for number in numbers:
            action = agent.act(observation, number)
            following, reward, terminated, truncated, _ = env.step(action)
            agent.remember(observation, action, reward, following, terminated)
            agent.learn()
            earned += float(reward)
            if terminated or truncated:
                return earned
            observation = following
        return None

    returns = []
    first, _ = env.reset(seed=seed)
    while (earned := episode(first)) is not None:
        returns.append(earned)
        first, _ = env.reset()
    return returns

# %% right="train_agent" why="while with next, running list whose last entry is dropped"
def train_agent(env, agent, steps, seed):
    ahead = iter(steps)
    observation = env.reset(seed=seed)[0]
    totals = [0.0]
    while True:
        try:
            n_steps = next(ahead)
        except StopIteration:
            return totals[:-1]
        action = agent.act(observation, n_steps)
        after, reward, done, cut, _ = env.step(action)
        agent.remember(observation, action, reward, after, done)
        agent.learn()
        totals[-1] += float(reward)
        if done or cut:
            totals.append(0.0)
            after = env.reset()[0]
        observation = after

# %% wrong="train_agent" why="both at once is stored as not terminated: terminated, whatever truncated is"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated and not truncated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="takes all numbers at once: ask for each number only when its step is due"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    numbers = list(steps)
    for i, n in enumerate(numbers):
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            if i + 1 < len(numbers):
                observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="asks for the next number before the step of this one, to know whether to reset: only when its step is due"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n, following in itertools.pairwise(itertools.chain(steps, [None])):
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            if following is not None:
                observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="len and index: steps may be any iterable of numbers"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for i in range(len(steps)):
        action = agent.act(observation, steps[i])
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="seeds torch and the action space too: nothing else is seeded"
def train_agent(env, agent, steps, seed):
    torch.manual_seed(seed)
    env.action_space.seed(seed)
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="returns are cut to whole numbers: undiscounted returns, with rewards like 0.25 they are lost"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(int(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="a truncated step leads to the first observation of the next episode: seen next, remember before you replace it"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        total += float(reward)
        if truncated:
            returns.append(total)
            total = 0.0
            next_observation, _ = env.reset()
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        observation = next_observation
        if terminated and not truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="an episode that ends in both ways is noted twice and reset twice: for either reason or for both at once, note its return"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        for ended in (terminated, truncated):
            if ended:
                returns.append(total)
                total = 0.0
                observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="float32 sums of NumPy lose digits and are no plain numbers: returns, plain numbers"
def train_agent(env, agent, steps, seed):
    returns, rewards = [], []
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        rewards.append(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(np.array(rewards, dtype=np.float32).sum())
            rewards = []
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="seed or None: 0 is a seed too, only the first reset gets the seed"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed or None)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="an episode that is not finished is in the list: returns of the finished episodes"
def train_agent(env, agent, steps, seed):
    returns = [0.0]
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        returns[-1] += float(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(0.0)
            observation, _ = env.reset()
    return returns if returns[-1] else returns[:-1]

# %% right="plot_returns" why="pyplot, pale grey and a strong blue"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return of an episode")
    mean = plots.moving_average(episode_returns, window)
    axes.plot(episodes, mean, color=plots.PALETTE[0], linewidth=2, linestyle="-", label=f"mean of the last {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% right="plot_returns" why="bare Figure, figure.legend, own running mean by cumsum, alpha"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    from matplotlib.figure import Figure as Canvas

    returns = np.asarray(episode_returns, dtype=float)
    numbers = np.arange(len(returns))
    sums = np.concatenate([[0.0], np.cumsum(returns)])
    first = np.maximum(numbers + 1 - window, 0)
    means = (sums[numbers + 1] - sums[first]) / (numbers + 1 - first)
    figure = Canvas(figsize=(6, 3))
    panel = figure.add_subplot()
    (thin,) = panel.plot(numbers, returns, "-", color="tab:orange", alpha=0.35, lw=0.7)
    (thick,) = panel.plot(numbers, means, "-", color="black", lw=2.5, zorder=5)
    panel.set_xlabel("episode number")
    panel.set_ylabel("undiscounted return")
    figure.legend([thin, thick], ["returns", "running average"], loc="outside upper center", ncols=2)
    return figure

# %% right="plot_returns" why="comprehension of slices, markers so that one episode shows, colours of a map, legend after set_label"
def plot_returns(episode_returns, window):
    data = [float(r) for r in episode_returns]
    smooth = [np.mean(data[max(0, i + 1 - window) : i + 1]) for i in range(len(data))]
    light, dark = plt.get_cmap("Blues")([0.3, 0.95])
    fig = plt.figure(layout="constrained")
    ax = fig.add_subplot(111)
    raw, = ax.plot(data, color=light, linewidth=0.8, linestyle="solid", marker=".", markersize=2)
    mean, = ax.plot(smooth, color=dark, linewidth=2.2, linestyle="solid", marker=".", markersize=4)
    raw.set_label("each episode")
    mean.set_label(f"smoothed, window {window}")
    ax.set_title("Training")
    ax.set_xlabel("Episode")
    ax.set_ylabel("Return (undiscounted)")
    ax.legend(loc="best")
    return fig

# %% wrong="plot_returns" why="the y axis begins at 0: negative too, and nothing may be cut off"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the label always says 20: a label that tells the window tells the right one"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label="mean of the last 20 episodes")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the raw line is drawn over the mean and as strong: on top of it, so that it stands out"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, plots.moving_average(episode_returns, window), label=f"mean of {window}")
    axes.plot(episodes, episode_returns, label="return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="always the same figure, cleared: a new figure"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure = plt.figure("returns", clear=True)
    axes = figure.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="long runs are thinned out: the returns, episode by episode"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    every = max(1, len(episode_returns) // 200)
    episodes = np.arange(len(episode_returns))[::every]
    figure, axes = plt.subplots()
    axes.plot(episodes, np.asarray(episode_returns)[::every], color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window)[::every], color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="axis labels are exchanged: label both axes (episode number along x)"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set_xlabel("return")
    axes.set_ylabel("episode")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the y axis has no label: label both axes"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", title="Return of each episode")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="episodes are counted from 1: over the episode number (0, 1, 2, ...)"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(1, len(episode_returns) + 1)
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the mean line is drawn only from the first full window on: of fewer where there are fewer"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    n = len(episode_returns)
    axes.plot(range(n), episode_returns, color="0.75", linewidth=0.8, linestyle="-", label="return")
    mean = np.convolve(episode_returns, np.ones(window) / window, mode="valid")
    axes.plot(range(window - 1, window - 1 + len(mean)), mean, color="C0", linewidth=2, linestyle="-", label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% right="save_agent" why="one line"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)

# %% right="save_agent" why="copies on the CPU, written through an open file"
def save_agent(path, network, config):
    weights = {name: tensor.detach().cpu().clone() for name, tensor in network.state_dict().items()}
    content = {"config": {key: config[key] for key in config}, "state_dict": weights}
    with open(path, "wb") as file:
        torch.save(content, file)

# %% right="save_agent" why="into memory first, then write_bytes"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    import io

    memory = io.BytesIO()
    torch.save(dict(config=dict(config.items()), state_dict=network.state_dict()), memory)
    Path(path).write_bytes(memory.getvalue())

# %% right="save_agent" why="beside its place, then moved there"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    draft = path.with_name(path.name + ".draft")
    torch.save({"config": {**config}, "state_dict": network.state_dict()}, draft)
    draft.replace(path)

# %% wrong="save_agent" why="the mapping as it came: in the file they are a plain dictionary"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": config, "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="to moves the module itself: the network, on any device; it is not changed"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network.to("cpu").state_dict()}, path)

# %% wrong="save_agent" why="eval() changes the network's mode: it is not changed"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    network.eval()
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="parameters alone, a scale is a buffer: state_dict is what network.state_dict() gives"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    weights = {name: weight.detach().clone() for name, weight in network.named_parameters()}
    torch.save({"config": dict(config), "state_dict": weights}, path)

# %% wrong="save_agent" why="changes the name of the file: path is the file to write"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path.with_suffix(".pt"))

# %% wrong="save_agent" why="mode x refuses a file that is there: it is replaced"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    with path.open("xb") as file:
        torch.save({"config": dict(config), "state_dict": network.state_dict()}, file)

# %% wrong="save_agent" why="only three of mlp's arguments, a scale is lost: config has the arguments of networks.mlp, the file holds that dictionary"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    kept = {key: config[key] for key in ("n_inputs", "hidden", "n_outputs")}
    torch.save({"config": kept, "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="the network itself: not the network itself"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network}, path)

# %% right="load_agent" why="map to the device, build, load by name, move"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% right="load_agent" why="all on the CPU first, through an open file"
def load_agent(path, device):
    with open(path, "rb") as file:
        saved = torch.load(file, map_location="cpu", weights_only=True)
    config, weights = saved["config"], saved["state_dict"]
    _model = networks.mlp(**config)
    _model.load_state_dict(weights, strict=True)
    _model.to(device)
    return _model

# %% right="load_agent" why="network on the device first, map_location by a function, bytes in memory"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    import io

    content = torch.load(
        io.BytesIO(path.read_bytes()),
        weights_only=True,
        map_location=lambda storage, location: storage,
    )
    network = networks.mlp(**content["config"]).to(device)
    state = {name: weight.to(device) for name, weight in content["state_dict"].items()}
    network.load_state_dict(state)
    return network

# %% wrong="load_agent" why="strict=False: a file in which weights are missing should be an error (RuntimeError)"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"], strict=False)
    return network.to(device)

# %% wrong="load_agent" why="weights by their order: by their names (a scale stands first, and an entry may stand elsewhere)"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"]).to(device)
    own = network.state_dict()
    network.load_state_dict(dict(zip(own, content["state_dict"].values(), strict=True)))
    return network

# %% wrong="load_agent" why="knows three arguments of mlp, not the scale: networks.mlp(**config)"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    config = content["config"]
    network = networks.mlp(config["n_inputs"], config["hidden"], config["n_outputs"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="weights that do not fit are left out: RuntimeError where the weights do not fit the configuration"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    own = network.state_dict()
    for name, weight in content["state_dict"].items():
        if name in own and own[name].shape == weight.shape:
            own[name].copy_(weight)
    return network.to(device)

# %% wrong="load_agent" why="load_state_dict copies into a network that stays on the CPU: return it on the device"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network

# %% wrong="load_agent" why="weights_only=False: everything else is an error"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=False)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="no map_location: wherever it was saved from"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="an unsafe file is reported as a ValueError: pickle.UnpicklingError"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    try:
        content = torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError as error:
        raise ValueError(f"{path} is not safe: {error}") from error
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% right="size_figure" why="the library's function with a colour of a map for each"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    shades = plt.get_cmap("viridis")(np.linspace(0.0, 0.9, max(len(runs_by_size), 1)))
    for shade, (name, runs) in zip(shades, runs_by_size.items(), strict=True):
        plots.curve_with_interval(axes, grid, runs, label=name, colour=tuple(shade))
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% right="size_figure" why="by hand: stdtrit, fill_between, bare Figure, figure.legend"
def size_figure(grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]) -> Figure:
    from scipy.special import stdtrit

    figure = Figure(figsize=(7, 4))
    panel = figure.subplots()
    lines = []
    for i, runs in enumerate(runs_by_size.values()):
        hue = plt.get_cmap("turbo")((i + 0.5) / len(runs_by_size))
        n = len(runs)
        centre = np.mean(runs, axis=0)
        reach = stdtrit(n - 1, 0.975) * np.std(runs, axis=0, ddof=1) / n**0.5
        lines += panel.plot(grid, centre, "-", color=hue)
        panel.fill_between(grid, centre - reach, centre + reach, color=hue, alpha=0.25, lw=0)
    panel.set_xlabel("Environment steps")
    panel.set_ylabel("Mean return over runs")
    figure.legend(lines, list(runs_by_size), title="hidden units")
    return figure

# %% right="size_figure" why="mean_interval, bands as filled polygons, scipy.stats-free, HSV colours"
def size_figure(grid, runs_by_size):
    import colorsys

    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    n_sizes = len(runs_by_size)
    for place, name in enumerate(runs_by_size):
        runs = np.asarray(runs_by_size[name], dtype=float)
        colour = colorsys.hsv_to_rgb(place / n_sizes, 0.9, 0.7)
        low, high = plots.mean_interval(runs)
        axes.fill(np.r_[grid, grid[::-1]], np.r_[low, high[::-1]], facecolor=colour, alpha=0.2, edgecolor="none")
        axes.plot(grid, runs.sum(axis=0) / len(runs), color=colour, linestyle="-", label=name)
    axes.set_xlabel("environment steps")
    axes.set_ylabel("mean return")
    axes.legend(loc="upper left")
    return figure

# %% right="size_figure" why="scipy.stats.t.interval, bands first and then lines, legend of collected handles"
def size_figure(grid, runs_by_size):
    from scipy import stats

    names, tables = list(runs_by_size), list(runs_by_size.values())
    colours = [plt.get_cmap("rainbow")(x) for x in np.linspace(0, 1, len(names))]
    fig = plt.figure()
    ax = fig.add_subplot()
    ax.set_xlabel("number of environment steps")
    ax.set_ylabel("mean return of the last episodes")
    for colour, table in zip(colours, tables):
        low, high = stats.t.ppf([0.025, 0.975], len(table) - 1)[:, None] * stats.sem(table, axis=0) + table.mean(axis=0)
        ax.fill_between(grid, low, high, facecolor=colour, alpha=0.3)
    handles = [ax.plot(grid, table.mean(axis=0), c=colour, ls="-")[0] for colour, table in zip(colours, tables)]
    ax.legend(handles, names)
    return fig

# %% wrong="size_figure" why="Student's quantile of the first size for all: n_runs may differ from size to size"
def size_figure(grid, runs_by_size):
    from scipy.special import stdtrit

    figure, axes = plt.subplots()
    n_runs = len(next(iter(runs_by_size.values())))
    quantile = stdtrit(n_runs - 1, 0.975)
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        mean = runs.mean(axis=0)
        error = quantile * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
        axes.fill_between(grid, mean - error, mean + error, color=colour, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="all sizes in one array: n_runs may differ from size to size"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    runs = np.array(list(runs_by_size.values()))  # [sizes, runs, points]
    means = runs.mean(axis=1)
    low, high = plots.mean_interval(np.moveaxis(runs, 1, 0))
    for i, name in enumerate(runs_by_size):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        axes.plot(grid, means[i], color=colour, linestyle="-", label=name)
        axes.fill_between(grid, low[i], high[i], color=colour, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="zip with seven colours drops the eighth size: one line for each size"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for colour, (name, runs) in zip(plots.PALETTE, runs_by_size.items()):
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colour)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="sorted names: in the order that they are given"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, name in enumerate(sorted(runs_by_size)):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        plots.curve_with_interval(axes, grid, runs_by_size[name], label=name, colour=colour)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="limits of the means cut the bands off: no line and no band may be cut off"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colour)
    means = np.concatenate([runs.mean(axis=0) for runs in runs_by_size.values()])
    axes.set(xlabel="environment steps", ylabel="mean return", ylim=(means.min() - 1, means.max() + 1))
    axes.legend()
    return figure

# %% wrong="size_figure" why="y from 0 to 500: returns may be of any size, negative too"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colour)
    axes.set(xlabel="environment steps", ylabel="mean return", ylim=(0, 500))
    axes.legend()
    return figure

# %% wrong="size_figure" why="one colour with several line styles: in a colour of its own"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    styles = itertools.cycle(["-", "--", "-.", ":"])
    for (name, runs), style in zip(runs_by_size.items(), styles):
        low, high = plots.mean_interval(runs)
        axes.plot(grid, runs.mean(axis=0), color="C0", linestyle=style, label=name)
        axes.fill_between(grid, low, high, color="C0", alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="x is called episode: environment steps along x"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colour)
    axes.set(xlabel="episode", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="no legend for a single size: label the lines by the names of the sizes, in a legend"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colour)
    axes.set(xlabel="environment steps", ylabel="mean return")
    if len(runs_by_size) > 1:
        axes.legend()
    return figure

# %% wrong="size_figure" why="population standard deviation: with n - 1 in its denominator"
def size_figure(grid, runs_by_size):
    from scipy.special import stdtrit

    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        mean = runs.mean(axis=0)
        error = stdtrit(len(runs) - 1, 0.975) * runs.std(axis=0) / np.sqrt(len(runs))
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
        axes.fill_between(grid, mean - error, mean + error, color=colour, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="two standard errors, right for many runs only: by Student's t"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour = plt.get_cmap("viridis")(0.9 * i / len(runs_by_size))
        mean = runs.mean(axis=0)
        error = 1.96 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
        axes.fill_between(grid, mean - error, mean + error, color=colour, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure
