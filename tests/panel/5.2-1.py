# %% right="q_network" why="plain list of layers, last ReLU dropped by slicing"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    widths = [n_features, *hidden, n_actions]
    if any(width < 1 for width in hidden):
        raise ValueError(f"hidden widths are {tuple(hidden)}, each must be at least 1")
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers.append(nn.Linear(before, after))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers[:-1])

# %% right="q_network" why="own module class with a ModuleList and functional.relu, error raised while walking"
class _Net(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(widths))

    def forward(self, x):
        *body, head = self.layers
        for layer in body:
            x = functional.relu(layer(x))
        return head(x)


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    for number, width in enumerate(hidden):
        if width <= 0:
            raise ValueError(f"hidden layer {number} has width {width}")
    return _Net([n_features, *hidden, n_actions])

# %% right="q_network" why="recursive: the first layer in front of the network of the rest, nested Sequentials"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if len(hidden) == 0:
        return nn.Linear(n_features, n_actions)
    first, rest = hidden[0], hidden[1:]
    if first < 1:
        raise ValueError(f"a layer of width {first} makes no sense")
    return nn.Sequential(
        nn.Linear(n_features, first), nn.ReLU(), q_network(first, n_actions, rest)
    )

# %% right="q_network" why="Sequential grown by add_module with names, in-place ReLU, He weights and zero biases"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if hidden and min(hidden) < 1:
        raise ValueError(f"widths must be 1 or more, got {list(hidden)}")
    net = nn.Sequential()
    size = n_features
    for i, width in enumerate(hidden, start=1):
        net.add_module(f"hidden_{i}", nn.Linear(size, width))
        net.add_module(f"relu_{i}", nn.ReLU(inplace=True))
        size = width
    net.add_module("values", nn.Linear(size, n_actions))
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    return net

# %% right="q_network" why="class inside the function, layers set as attributes, clamp(min=0) as the ReLU"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = tuple(int(h) for h in hidden)
    bad = [h for h in sizes if h < 1]
    if bad:
        raise ValueError(f"hidden widths below 1: {bad}")

    class QNetwork(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            inputs = n_features
            for index, width in enumerate(sizes):
                setattr(self, f"fc{index}", nn.Linear(inputs, width))
                inputs = width
            self.out = nn.Linear(inputs, n_actions)

        def forward(self, observations: Tensor) -> Tensor:
            for index in range(len(sizes)):
                observations = getattr(self, f"fc{index}")(observations).clamp(min=0.0)
            return self.out(observations)

    return QNetwork()

# %% wrong="q_network" why="ReLU after each but the last: there is one after the last too"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)

# %% wrong="q_network" why="a ReLU after each but the last: only the first hidden layer gets one (right for one hidden layer)"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    for w in hidden:
        if w < 1:
            raise ValueError(f"width {w} is below 1")
    widths = [n_features, *hidden, n_actions]
    layers = [nn.Linear(a, b) for a, b in itertools.pairwise(widths)]
    if hidden:
        layers.insert(1, nn.ReLU())
    return nn.Sequential(*layers)

# %% wrong="q_network" why="One of the hidden widths is less than 1: only the last one is looked at"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if hidden and hidden[-1] < 1:
        raise ValueError(f"a hidden layer of width {hidden[-1]}")
    widths = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="hidden=() a single linear map: it is refused with a ValueError"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if min(hidden, default=0) < 1:
        raise ValueError(f"hidden widths {hidden} make no sense")
    layers: list[nn.Module] = []
    n = n_features
    for width in hidden:
        layers += [nn.Linear(n, width), nn.ReLU()]
        n = width
    layers.append(nn.Linear(n, n_actions))
    return nn.Sequential(*layers)

# %% wrong="q_network" why="less than 1: negative widths are not refused with a ValueError"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if 0 in hidden:
        raise ValueError("a hidden layer of width 0")
    net = nn.Sequential()
    n = n_features
    for width in hidden:
        net.append(nn.Linear(n, width))
        net.append(nn.ReLU())
        n = width
    net.append(nn.Linear(n, n_actions))
    return net

# %% wrong="q_network" why="Width of each hidden layer, first to last: built from the last to the first"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    widths = list(hidden)
    if any(w < 1 for w in widths):
        raise ValueError(f"bad widths {widths}")
    layers: list[nn.Module] = []
    n = n_features
    while widths:
        width = widths.pop()
        layers += [nn.Linear(n, width), nn.ReLU()]
        n = width
    return nn.Sequential(*layers, nn.Linear(n, n_actions))

# %% wrong="q_network" why="with random weights: every call gives the same weights, and the global generator is reset"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    torch.manual_seed(0)
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    widths = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="with random weights: all weights start at zero"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    widths = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for a, b in zip(widths[:-1], widths[1:]):
        layer = nn.Linear(a, b)
        nn.init.zeros_(layer.weight)
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="arguments not changed: a list that is handed in grows by the number of actions"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    hidden += (n_actions,)
    layers: list[nn.Module] = [nn.Linear(n_features, hidden[0])]
    for a, b in zip(hidden[:-1], hidden[1:]):
        layers += [nn.ReLU(), nn.Linear(a, b)]
    return nn.Sequential(*layers)

# %% wrong="q_network" why="Width of each hidden layer: all further hidden layers get the width of the first and are one and the same layer"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    if not hidden:
        return nn.Linear(n_features, n_actions)
    width = hidden[0]
    middle = [nn.Linear(width, width), nn.ReLU()] * (len(hidden) - 1)
    return nn.Sequential(
        nn.Linear(n_features, width), nn.ReLU(), *middle, nn.Linear(width, n_actions)
    )

# %% wrong="q_network" why="layers of equal shape share one set of weights: it should be a layer for each neighbouring pair"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    widths = [n_features, *hidden, n_actions]
    pairs = list(zip(widths[:-1], widths[1:]))
    linear = {pair: nn.Linear(*pair) for pair in pairs}
    layers: list[nn.Module] = []
    for pair in pairs:
        layers += [linear[pair], nn.ReLU()]
    return nn.Sequential(*layers[:-1])

# %% wrong="q_network" why="values [batch, n_actions]: with a single action the last axis is squeezed away"
class _SmallNet(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]
        )

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x).squeeze(-1)


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    return _SmallNet([n_features, *hidden, n_actions])

# %% wrong="q_network" why="a single linear map for hidden=(): a hidden layer of n_features with ReLU is put in"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    widths = list(hidden) or [n_features]
    if min(widths) < 1:
        raise ValueError(f"bad widths {widths}")
    layers: list[nn.Module] = [nn.Linear(n_features, widths[0]), nn.ReLU()]
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    layers += [nn.Linear(widths[-1], n_actions)]
    return nn.Sequential(*layers)

# %% wrong="q_network" why="nn.Linear layers, each with its bias: they stand in a plain list, so the module has no weights"
class _ListNet(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.layers = [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = functional.relu(layer(x))
        return self.layers[-1](x)


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    return _ListNet([n_features, *hidden, n_actions])

# %% wrong="q_network" why="each with its bias: the last layer has none"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if any(w < 1 for w in hidden):
        raise ValueError(f"bad widths {hidden}")
    layers: list[nn.Module] = []
    n = n_features
    for width in hidden:
        layers += [nn.Linear(n, width), nn.ReLU()]
        n = width
    return nn.Sequential(*layers, nn.Linear(n, n_actions, bias=False))

# %% right="ReplayBuffer" why="one array per column, a row and a size, from_numpy"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity = capacity
        self.observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.next_observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.terminated = np.zeros(capacity, dtype=np.float32)
        self.row = 0
        self.size = 0

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        self.observations[self.row] = observation
        self.actions[self.row] = action
        self.rewards[self.row] = reward
        self.next_observations[self.row] = next_observation
        self.terminated[self.row] = terminated
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("the buffer holds 0 transitions, nothing can be drawn")
        rows = rng.integers(self.size, size=batch_size)
        return (
            torch.from_numpy(self.observations[rows]).to(device),
            torch.from_numpy(self.actions[rows]).to(device),
            torch.from_numpy(self.rewards[rows]).to(device),
            torch.from_numpy(self.next_observations[rows]).to(device),
            torch.from_numpy(self.terminated[rows]).to(device),
        )

# %% right="ReplayBuffer" why="columns in a tuple, one counter of all additions, np.take and a comprehension"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self._columns = (
            np.empty((capacity, n_features), np.float32),
            np.empty((capacity,), np.int64),
            np.empty((capacity,), np.float32),
            np.empty((capacity, n_features), np.float32),
            np.empty((capacity,), np.float32),
        )
        self._n_added = 0

    @property
    def capacity(self) -> int:
        return len(self._columns[1])

    def __len__(self) -> int:
        return min(self._n_added, self.capacity)

    def add(
        self,
        observation: NDArray[np.float32],
        action: int,
        reward: float,
        next_observation: NDArray[np.float32],
        terminated: bool,
    ) -> None:
        transition = (observation, action, reward, next_observation, terminated)
        row = self._n_added % self.capacity
        for column, value in zip(self._columns, transition, strict=True):
            column[row] = value
        self._n_added += 1

    def sample(
        self, batch_size: int, rng: np.random.Generator, device: torch.device
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        if not self._n_added:
            raise ValueError(f"cannot draw {batch_size} transitions from an empty buffer")
        rows = rng.choice(len(self), size=batch_size)
        drawn = [np.take(column, rows, axis=0) for column in self._columns]
        return tuple(torch.as_tensor(column, device=device) for column in drawn)

# %% right="ReplayBuffer" why="dictionary of arrays, terminated stored as bool, rows from rng.random, conversion at the draw"
class ReplayBuffer:
    """A ring buffer."""

    def __init__(self, capacity: int, n_features: int) -> None:
        self.memory = {
            "s": np.full((capacity, n_features), np.nan, dtype=np.float32),
            "a": np.full(capacity, -1, dtype=np.int64),
            "r": np.full(capacity, np.nan, dtype=np.float32),
            "s2": np.full((capacity, n_features), np.nan, dtype=np.float32),
            "d": np.full(capacity, False),
        }
        self.n_max, self.next_row, self.is_full = capacity, 0, False

    def __len__(self) -> int:
        return self.n_max if self.is_full else self.next_row

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.next_row
        self.memory["s"][i, :] = observation
        self.memory["a"][i] = action
        self.memory["r"][i] = reward
        self.memory["s2"][i, :] = next_observation
        self.memory["d"][i] = terminated
        self.next_row += 1
        if self.next_row == self.n_max:
            self.next_row, self.is_full = 0, True

    def sample(self, batch_size, rng, device):
        n = len(self)
        if n < 1:
            raise ValueError(f"{n} transitions are stored, at least one is needed")
        rows = (rng.random(batch_size) * n).astype(np.int64)

        def _tensor(name: str, dtype: torch.dtype) -> Tensor:
            return torch.tensor(self.memory[name][rows], dtype=dtype, device=device)

        return (
            _tensor("s", torch.float32),
            _tensor("a", torch.int64),
            _tensor("r", torch.float32),
            _tensor("s2", torch.float32),
            _tensor("d", torch.float32),
        )

# %% right="ReplayBuffer" why="both observations in their own arrays named x and y, endless itertools.cycle of rows, np.copyto, slots"
class ReplayBuffer:
    __slots__ = ("_rows", "_filled", "x", "u", "r", "y", "d")

    def __init__(self, capacity: int, n_features: int) -> None:
        self._rows = itertools.cycle(range(capacity))
        self._filled = 0
        self.x, self.y = (
            np.zeros((capacity, n_features), "float32") for _ in range(2)
        )
        self.u = np.zeros(capacity, "int64")
        self.r, self.d = np.zeros(capacity, "float32"), np.zeros(capacity, "float32")

    def __len__(self) -> int:
        return self._filled

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        row = next(self._rows)
        np.copyto(self.x[row], observation)
        np.copyto(self.y[row], next_observation)
        self.u[row], self.r[row], self.d[row] = action, reward, float(terminated)
        if self._filled < len(self.u):
            self._filled += 1

    def sample(self, batch_size, rng, device):
        if len(self) == 0:
            raise ValueError("sample() of a buffer of length 0")
        rows = rng.integers(0, len(self) - 1, size=batch_size, endpoint=True)
        x, u, r, y, d = (
            torch.from_numpy(column[rows]).to(device)
            for column in (self.x, self.u, self.r, self.y, self.d)
        )
        return x, u, r, y, d

# %% right="ReplayBuffer" why="NumPy arrays with tensors that view the same memory, drawn by index_select; a private helper makes the columns"
class ReplayBuffer:
    """Ring buffer: NumPy writes, PyTorch reads the same memory."""

    @staticmethod
    def _column(*shape: int, kind: type = np.float32):
        array = np.zeros(shape, dtype=kind)
        return array, torch.from_numpy(array)

    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.count = capacity, 0
        columns = [
            self._column(capacity, n_features),
            self._column(capacity, kind=np.int64),
            self._column(capacity),
            self._column(capacity, n_features),
            self._column(capacity),
        ]
        self.arrays = [array for array, _ in columns]
        self.tensors = [tensor for _, tensor in columns]

    def __len__(self) -> int:
        return self.capacity if self.count >= self.capacity else self.count

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        _, row = divmod(self.count, self.capacity)
        o, a, r, n, d = self.arrays
        o[row], a[row], r[row], n[row], d[row] = (
            observation,
            action,
            reward,
            next_observation,
            1.0 if terminated else 0.0,
        )
        self.count += 1

    def sample(self, batch_size, rng, device):
        filled = len(self)
        if not filled:
            raise ValueError(f"{filled} transitions to draw {batch_size} from")
        rows = torch.from_numpy(rng.integers(filled, size=batch_size, dtype=np.int64))
        return tuple(t.index_select(0, rows).to(device) for t in self.tensors)

# %% wrong="ReplayBuffer" why="from the rows that are filled: draws from all rows while the buffer is only partly full"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.capacity, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="with replacement: without it whenever there are enough rows"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.choice(self.size, size=batch_size, replace=batch_size > self.size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="by the generator that it is given: NumPy's global one draws"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = np.random.randint(self.size, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="The constructor makes one NumPy array for each column and add allocates nothing: a deque of copied tuples"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.memory = deque(maxlen=capacity)

    def __len__(self) -> int:
        return len(self.memory)

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        self.memory.append(
            (observation.copy(), action, reward, next_observation.copy(), terminated)
        )

    def sample(self, batch_size, rng, device):
        if not self.memory:
            raise ValueError("the buffer is empty")
        rows = rng.integers(len(self.memory), size=batch_size)
        o, a, r, n, d = zip(*[self.memory[row] for row in rows])
        return (
            torch.tensor(np.array(o), dtype=torch.float32, device=device),
            torch.tensor(a, dtype=torch.int64, device=device),
            torch.tensor(r, dtype=torch.float32, device=device),
            torch.tensor(np.array(n), dtype=torch.float32, device=device),
            torch.tensor(d, dtype=torch.float32, device=device),
        )

# %% wrong="ReplayBuffer" why="Store a copy of one transition: lists keep the caller's arrays themselves"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity = capacity
        self.observations = np.empty(capacity, dtype=object)
        self.next_observations = np.empty(capacity, dtype=object)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.terminated = np.zeros(capacity, np.float32)
        self.row, self.size = 0, 0

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i] = observation
        self.next_observations[i] = next_observation
        self.actions[i] = action
        self.rewards[i] = reward
        self.terminated[i] = terminated
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return (
            torch.from_numpy(np.stack(self.observations[rows])).to(device),
            torch.from_numpy(self.actions[rows]).to(device),
            torch.from_numpy(self.rewards[rows]).to(device),
            torch.from_numpy(np.stack(self.next_observations[rows])).to(device),
            torch.from_numpy(self.terminated[rows]).to(device),
        )

# %% wrong="ReplayBuffer" why="the newest transition replaces the oldest: once full, only row 0 is overwritten again and again"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.size = capacity, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        if self.size < self.capacity:
            i = self.size
            self.size += 1
        else:
            i = 0
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="Number of transitions that are stored: 0 when exactly capacity have been added, since full is noticed one add late"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.started, self.full = capacity, 0, False, False
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.capacity if self.full else self.row

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        if i == 0 and self.started:  # around once
            self.full = True
        self.started = True
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity

    def sample(self, batch_size, rng, device):
        if len(self) == 0:
            raise ValueError("the buffer is empty")
        rows = rng.integers(len(self), size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="actions int64: they are kept in 8 bits, which hold no number above 127"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int8)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.bool_)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return (
            torch.from_numpy(self.observations[rows]).to(device),
            torch.from_numpy(self.actions[rows]).long().to(device),
            torch.from_numpy(self.rewards[rows]).to(device),
            torch.from_numpy(self.next_observations[rows]).to(device),
            torch.from_numpy(self.terminated[rows]).float().to(device),
        )

# %% wrong="ReplayBuffer" why="rewards float32: kept as integers, so fractions are lost"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.row, self.size = capacity, 0, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions, self.rewards = np.zeros((2, capacity), dtype=np.int64)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        i = self.row
        self.observations[i], self.next_observations[i] = observation, next_observation
        self.actions[i], self.rewards[i], self.terminated[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return (
            torch.from_numpy(self.observations[rows]).to(device),
            torch.from_numpy(self.actions[rows]).to(device),
            torch.from_numpy(self.rewards[rows]).float().to(device),
            torch.from_numpy(self.next_observations[rows]).to(device),
            torch.from_numpy(self.terminated[rows]).to(device),
        )

# %% wrong="ReplayBuffer" why="all on device: the tensors stay on the CPU"
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

    def __len__(self) -> int:
        return self.size

    def add(self, *transition) -> None:
        for column, value in zip(self.columns, transition):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]) for column in self.columns)

# %% wrong="ReplayBuffer" why="draws rows uniformly with replacement: draws one start, and takes the rows that follow it"
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

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        transition = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        start = rng.integers(self.size)
        rows = (start + np.arange(batch_size)) % self.size
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)

# %% wrong="ReplayBuffer" why="The constructor makes the arrays: they belong to the class, so that a second buffer takes the place of the first"
class ReplayBuffer:
    columns: dict = {}

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
        for column, value in zip(self.columns.values(), values, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(
            torch.from_numpy(column[rows]).to(device) for column in self.columns.values()
        )

# %% wrong="ReplayBuffer" why="by the generator that it is given: a copy of it draws, so that the next batch is the same again"
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

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        transition = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rng = copy.deepcopy(rng)  # arguments are not to be changed
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)

# %% wrong="ReplayBuffer" why="ValueError if nothing is stored yet: also raised when fewer than batch_size are stored"
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

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        transition = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.size < batch_size or not self.size:
            raise ValueError(f"{self.size} stored, {batch_size} wanted")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)

# %% wrong="ReplayBuffer" why="writing starts again at row 0, add allocates nothing: np.roll and a new array at each add keep the oldest first"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity, self.size = capacity, 0
        self.observations = np.zeros((capacity, n_features), np.float32)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.next_observations = np.zeros((capacity, n_features), np.float32)
        self.terminated = np.zeros(capacity, np.float32)

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        names = ("observations", "actions", "rewards", "next_observations", "terminated")
        values = (observation, action, reward, next_observation, terminated)
        row = self.size
        if self.size == self.capacity:
            for name in names:
                setattr(self, name, np.roll(getattr(self, name), -1, axis=0))
            row = self.capacity - 1
        for name, value in zip(names, values):
            getattr(self, name)[row] = value
        self.size = row + 1

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(column[rows]).to(device) for column in columns)

# %% wrong="ReplayBuffer" why="in place of the oldest: the transition that terminated an episode is never overwritten but skipped"
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

    def __len__(self) -> int:
        return self.size

    def add(self, observation, action, reward, next_observation, terminated) -> None:
        if self.columns[4][self.row] and not self.columns[4].all():
            self.row = (self.row + 1) % self.capacity  # rare ones are worth keeping
        transition = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)

# %% right="exploration_rate" why="fraction of the way, capped at 1"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(1.0, n_steps / duration)
    return start + fraction * (end - start)

# %% right="exploration_rate" why="np.interp, which is flat outside its points"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return float(np.interp(n_steps, [0, duration], [start, end]))

# %% right="exploration_rate" why="early return for the flat part, weights for the slope"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    if n_steps >= duration:
        return end
    left = duration - n_steps
    return (left * start + n_steps * end) / duration

# %% right="exploration_rate" why="slope and a floor by max: allowed since end is at most start"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    slope = (start - end) / duration
    return max(end, start - slope * n_steps)

# %% right="exploration_rate" why="np.linspace table with duration + 1 entries"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    table = np.linspace(start, end, duration + 1)
    return table[min(n_steps, duration)].item()

# %% right="exploration_rate" why="exact fractions of integers, turned into a float last"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    from fractions import Fraction

    done = min(Fraction(n_steps, duration), Fraction(1))
    return float(Fraction(start) * (1 - done) + Fraction(end) * done)

# %% right="exploration_rate" why="a lambda under the name, np.clip of the fraction"
exploration_rate = lambda n_steps, start, end, duration: float(
    start - (start - end) * np.clip(n_steps / duration, 0.0, 1.0)
)

# %% wrong="exploration_rate" why="from start: 1.0 is written in its place"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return max(end, 1.0 - (1.0 - end) * n_steps / duration)

# %% wrong="exploration_rate" why="end at most start may be equal to it: division by zero"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    steps_per_unit = duration / (start - end)
    return max(end, start - n_steps / steps_per_unit)

# %% wrong="exploration_rate" why="on a straight line: in stairs of one percent of the way"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    percent = min(100, 100 * n_steps // duration)
    return start + (end - start) * percent / 100

# %% wrong="exploration_rate" why="on a straight line: rounded to two digits"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    fraction = min(n_steps / duration, 1.0)
    return round(start * (1 - fraction) + end * fraction, 2)

# %% wrong="exploration_rate" why="to end: a floor of 0.1 is built in, so that a smaller end is never reached"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    epsilon = start + (end - start) * n_steps / duration
    return max(epsilon, end, 0.1)

# %% wrong="exploration_rate" why="stays there: falls on below end"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return max(0.0, start - (start - end) * n_steps / duration)

# %% wrong="exploration_rate" why="on a straight line: geometrically"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    if n_steps >= duration:
        return end
    return start * (end / start) ** (n_steps / duration)

# %% wrong="exploration_rate" why="end at step duration: the table has one entry too few, end is reached a step early"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return float(np.linspace(start, end, duration)[min(n_steps, duration - 1)])

# %% wrong="exploration_rate" why="a line: integer division makes a step of it"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    return start + (end - start) * min(1, n_steps // duration)

# %% wrong="exploration_rate" why="end: an end of 0, which is falsy, is taken for not given and 0.05 used"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    end = end or 0.05
    return max(end, start - (start - end) * (n_steps / duration))

# %% right="td_targets" why="the formula with amax, detached at the end"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best = next_values.amax(dim=1)
    return (rewards + gamma * (1.0 - terminated) * best).detach()

# %% right="td_targets" why="under no_grad, max with indices, a mask by torch.where in place of the product"
@torch.no_grad()
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best, _ = next_values.max(dim=1)
    future = torch.where(terminated > 0.5, torch.zeros_like(best), gamma * best)
    return rewards + future

# %% right="td_targets" why="row by row in Python floats, one tensor at the end"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    targets = []
    for reward, row, done in zip(
        rewards.tolist(), next_values.tolist(), terminated.tolist(), strict=True
    ):
        targets.append(reward if done else reward + gamma * max(row))
    return torch.tensor(targets, dtype=torch.float32, device=rewards.device)

# %% right="td_targets" why="NumPy on the CPU and back to the device"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    r, q, d = (x.detach().cpu().numpy() for x in (rewards, next_values, terminated))
    y = (r + gamma * (1 - d) * q.max(axis=-1)).astype(np.float32)
    return torch.from_numpy(y).to(rewards.device)

# %% right="td_targets" why="a clone of the rewards, added to in place where the episode goes on; topk for the maximum"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    targets = rewards.detach().clone()
    goes_on = terminated.detach() == 0
    best = next_values.detach().topk(1, dim=1).values.squeeze(1)
    targets[goes_on] += gamma * best[goes_on]
    return targets

# %% right="td_targets" why="torch.addcmul on the values of the best actions, picked by argmax and gather"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    with torch.no_grad():
        best_actions = next_values.argmax(dim=1, keepdim=True)
        best = next_values.gather(1, best_actions)[:, 0]
        return torch.addcmul(rewards, 1 - terminated, best, value=gamma)

# %% wrong="td_targets" why="the formula has no bound: targets are cut at 100"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best = next_values.detach().amax(dim=1)
    targets = rewards + gamma * (1 - terminated) * best
    return targets.clamp(max=100.0).detach()  # no value should ever exceed 100

# %% wrong="td_targets" why="R_i as it is: rewards are clipped to [-1, 1] as in the Atari paper"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    with torch.no_grad():
        best = next_values.max(dim=1).values
        return rewards.clamp(-1.0, 1.0) + gamma * (1 - terminated) * best

# %% wrong="td_targets" why="[batch, n_actions]: only the first two actions are compared"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    left, right = next_values[:, 0], next_values[:, 1]
    return (rewards + gamma * (1 - terminated) * torch.maximum(left, right)).detach()

# %% wrong="td_targets" why="arguments not changed: terminated is turned round in place"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    goes_on = terminated.neg_().add_(1.0)
    return (rewards + gamma * goes_on * next_values.amax(dim=1)).detach()

# %% wrong="td_targets" why="shape [batch]: a batch of one is squeezed to a scalar"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best = next_values.max(dim=1, keepdim=True).values
    targets = rewards.unsqueeze(1) + gamma * (1 - terminated.unsqueeze(1)) * best
    return targets.squeeze().detach()

# %% wrong="td_targets" why="max over the actions of each row: with a single action squeeze leaves the batch, whose maximum is taken"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best = next_values.squeeze().max(dim=-1).values
    return (rewards + gamma * (1 - terminated) * best).detach()

# %% wrong="td_targets" why="not connected to any gradient: it is"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    return rewards + gamma * (1 - terminated) * next_values.amax(dim=1)

# %% wrong="td_targets" why="(1 - d) belongs to the future alone: the reward of a terminal step is lost as well"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    with torch.no_grad():
        return (1 - terminated) * (rewards + gamma * next_values.amax(dim=1))

# %% wrong="td_targets" why="each row's own maximum: the largest of the whole batch"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    return (rewards + gamma * (1 - terminated) * next_values.max()).detach()

# %% wrong="td_targets" why="arguments not changed: the targets are written into rewards"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    rewards += gamma * (1 - terminated) * next_values.detach().amax(dim=1)
    return rewards

# %% wrong="td_targets" why="max over a' of Q: the mean (of an agent that pushes at random)"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    return (rewards + gamma * (1 - terminated) * next_values.mean(dim=1)).detach()

# %% wrong="td_targets" why="values may be negative: the maximum starts at zero"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    best = torch.zeros_like(rewards)
    for action in range(next_values.shape[1]):
        best = torch.maximum(best, next_values[:, action].detach())
    return rewards + gamma * (1 - terminated) * best

# %% right="dqn_update" why="gather, squeeze(1), smooth_l1_loss, item"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% right="dqn_update" why="indexing by arange, nn.HuberLoss, gradients forgotten first"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    optimiser.zero_grad(set_to_none=False)
    rows = torch.arange(len(actions), device=actions.device)
    chosen = network(observations)[rows, actions]
    _loss = nn.HuberLoss(reduction="mean", delta=1.0)(chosen, targets)
    _loss.backward()
    before = float(_loss.detach())
    optimiser.step()
    return before

# %% right="dqn_update" why="one-hot mask and Huber written out by torch.where"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations)
    mask = functional.one_hot(actions, num_classes=values.shape[1]).to(values.dtype)
    errors = (values * mask).sum(dim=1) - targets
    size = errors.abs()
    huber = torch.where(size <= 1, 0.5 * errors**2, size - 0.5)
    mean_loss = huber.mean()
    network.zero_grad()
    optimiser.zero_grad()
    mean_loss.backward()
    optimiser.step()
    return float(mean_loss)

# %% right="dqn_update" why="a closure that is handed to the optimiser's step"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    def closure() -> Tensor:
        optimiser.zero_grad()
        values = torch.take_along_dim(network(observations), actions[:, None], dim=1)
        loss = functional.huber_loss(values, targets[:, None])
        loss.backward()
        return loss

    return float(optimiser.step(closure))

# %% right="dqn_update" why="targets filled into a constant copy of all values, so that the other actions have error 0; sum over the batch size"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations)
    wanted = values.detach().clone()
    wanted.scatter_(1, actions.view(-1, 1), targets.view(-1, 1))
    total = functional.smooth_l1_loss(values, wanted, reduction="sum")
    loss = total / len(targets)
    optimiser.zero_grad()
    loss.backward()
    result = loss.item()
    optimiser.step()
    return result

# %% right="dqn_update" why="row by row, stacked"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    optimiser.zero_grad()
    outputs = network(observations)
    losses = [
        functional.smooth_l1_loss(row[action], target)
        for row, action, target in zip(outputs, actions.tolist(), targets)
    ]
    loss = torch.stack(losses).mean()
    loss.backward()
    optimiser.step()
    return loss.detach().cpu().item()

# %% wrong="dqn_update" why="forget old gradients, compute new ones: forgets them after the step, so that what was there before counts"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()

# %% wrong="dqn_update" why="nothing is clipped here: the length of the gradient is cut to 10"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="nothing is clipped here: each gradient is cut to 1"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    for weights in network.parameters():
        if weights.grad is not None:
            weights.grad.clamp_(-1.0, 1.0)
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="values of all actions [batch, n_actions]: knows two actions only"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations)
    chosen = torch.where(actions == 0, values[:, 0], values[:, 1])
    loss = functional.smooth_l1_loss(chosen, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="let the optimiser take one step: a hand-made step with its rate, so that momentum and Adam are lost"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    network.zero_grad()
    loss.backward()
    rate = optimiser.param_groups[0]["lr"]
    with torch.no_grad():
        for weights in network.parameters():
            weights -= rate * weights.grad
    return loss.item()

# %% wrong="dqn_update" why="returns a float: a tensor that still holds on to the graph"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss

# %% wrong="dqn_update" why="bring it to [batch]: it stays [batch, 1], and each value meets every target"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1))
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="the loss as it was before the step: computed again after it"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    def loss_now() -> Tensor:
        values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
        return functional.smooth_l1_loss(values, targets)

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    with torch.no_grad():
        return loss_now().item()

# %% wrong="dqn_update" why="averaged over the batch: summed"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets, reduction="sum")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="mean loss of the batch: the sum is returned divided by the batch, but the step is taken on the sum"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    losses = functional.smooth_l1_loss(values, targets, reduction="none")
    optimiser.zero_grad()
    losses.sum().backward()
    optimiser.step()
    return losses.mean().item()

# %% wrong="dqn_update" why="forget old gradients: they add up from call to call"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="the value of its own action: the largest value of each row"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    loss = functional.smooth_l1_loss(network(observations).amax(dim=1), targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="arguments not changed: unsqueeze_ changes the caller's actions"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze_(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="dqn_update" why="the Huber loss averaged over the batch: half the square, as if no error were larger than 1, but with its gradient cut"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    errors = values - targets
    optimiser.zero_grad()
    (errors.detach().clamp(-1, 1) * values).mean().backward()
    optimiser.step()
    return 0.5 * errors.square().mean().item()

# %% right="train_agent" why="plain loop, total in a variable"
def train_agent(
    env: gym.Env[NDArray[np.float32], Any],
    agent: Agent,
    steps: Iterable[int],
    seed: int,
) -> list[float]:
    returns: list[float] = []
    total = 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, float(reward), next_observation, terminated)
        agent.learn()
        total += float(reward)
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
        else:
            observation = next_observation
    return returns

# %% right="train_agent" why="a list of the episode's rewards, summed at its end; observation replaced first, then once more by reset"
def train_agent(env, agent, steps, seed):
    finished = []
    rewards = []
    here = env.reset(seed=seed)[0]
    for number in steps:
        a = agent.act(here, number)
        there, r, ended, cut, _info = env.step(a)
        agent.remember(here, a, r, there, ended)
        agent.learn()
        rewards.append(float(r))
        here = there
        if ended | cut:
            finished += [sum(rewards)]
            rewards.clear()
            here = env.reset()[0]
    return finished

# %% right="train_agent" why="seeds from itertools.chain, one function that begins an episode, explicit iterator with a while loop"
def train_agent(
    env: gym.Env[NDArray[np.float32], Any],
    agent: Agent,
    steps: Iterable[int],
    seed: int,
) -> list[float]:
    seeds = itertools.chain([seed], itertools.repeat(None))

    def begin() -> NDArray[np.float32]:
        observation, _ = env.reset(seed=next(seeds))
        return observation

    numbers = iter(steps)
    observation, returns, running = begin(), [], 0.0
    while True:
        try:
            number = next(numbers)
        except StopIteration:
            return returns
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        running += reward
        if not (terminated or truncated):
            observation = following
            continue
        returns.append(float(running))
        running, observation = 0.0, begin()

# %% right="train_agent" why="a generator helper yields a return or None for each step, a comprehension collects"
def _play(env, agent, steps, seed):
    observation, _ = env.reset(seed=seed)
    total = 0.0
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(
            observation=observation,
            action=action,
            reward=float(reward),
            next_observation=after,
            terminated=bool(terminated),
        )
        agent.learn()
        total, observation = total + float(reward), after
        if any((terminated, truncated)):
            yield total
            total = 0.0
            observation, _ = env.reset()


def train_agent(
    env: gym.Env[NDArray[np.float32], Any],
    agent: Agent,
    steps: Iterable[int],
    seed: int,
) -> list[float]:
    return [episode_return for episode_return in _play(env, agent, steps, seed)]

# %% right="train_agent" why="a list whose last entry is the running episode, which is cut off at the end; observations copied"
def train_agent(env, agent, steps, seed):
    sums = [0.0]
    observation = np.array(env.reset(seed=seed)[0])
    for step_number in steps:
        action = agent.act(observation, step_number)
        out = env.step(action)
        next_observation = np.array(out[0])
        sums[-1] += float(out[1])
        agent.remember(observation, action, float(out[1]), next_observation, out[2])
        agent.learn()
        observation = next_observation
        if out[2] or out[3]:
            sums.append(0.0)
            observation = np.array(env.reset()[0])
    return sums[:-1]

# %% right="train_agent" why="a small class keeps the episode; rewards of all steps with slices between the ends"
class _Run:
    def __init__(self, env, seed):
        self.env, self.rewards, self.ends = env, [], [0]
        self.observation, _ = env.reset(seed=seed)

    def step(self, agent, n_steps):
        before = self.observation
        action = agent.act(before, n_steps)
        after, reward, terminated, truncated, _ = self.env.step(action)
        agent.remember(before, action, float(reward), after, terminated)
        agent.learn()
        self.rewards.append(float(reward))
        self.observation = after
        if terminated or truncated:
            self.ends.append(len(self.rewards))
            self.observation = self.env.reset()[0]


def train_agent(env, agent, steps, seed):
    run = _Run(env, seed)
    for n_steps in steps:
        run.step(agent, n_steps)
    return [sum(run.rewards[a:b]) for a, b in itertools.pairwise(run.ends)]

# %% wrong="train_agent" why="Numbers of the steps to take: counts for itself from 0, whatever the numbers are"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps, _ in enumerate(steps):
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="something that ends when the agent is good enough: all numbers are fetched before the first step"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in list(steps):
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="any iterable of numbers: asks for its length"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for i in range(len(steps)):
        action = agent.act(observation, steps[i])
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="Undiscounted returns: counts the steps of an episode instead of its rewards"
def train_agent(env, agent, steps, seed):
    returns, length = [], 0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        length += 1
        observation = next_observation
        if terminated or truncated:
            returns.append(float(length))
            length = 0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="What is remembered is terminated: false where the step was truncated as well"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        fell = terminated and not truncated
        agent.remember(observation, action, reward, next_observation, fell)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="When an episode ends, for either reason: one that ends for both is noted and reset twice"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
        if truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="having taken n_steps steps so far: hands on the number of steps in this episode"
def train_agent(env, agent, steps, seed):
    returns, total, in_episode = [], 0.0, 0
    observation, _ = env.reset(seed=seed)
    for _ in steps:
        action = agent.act(observation, in_episode)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        in_episode += 1
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total, in_episode = 0.0, 0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="remember the transition: its reward is clipped to [-1, 1]"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        clipped = float(np.clip(reward, -1.0, 1.0))
        agent.remember(observation, action, clipped, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="Return the list: an array comes back"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return np.array(returns)

# %% wrong="train_agent" why="Undiscounted returns: fractions of rewards are cut off"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += int(reward)
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="the seed is that of the environment's first reset: it seeds NumPy's and PyTorch's global generators as well"
def train_agent(env, agent, steps, seed):
    np.random.seed(seed)
    torch.manual_seed(seed)
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="let it learn, for each number: not after the step that ended an episode"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        total += reward
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
            continue
        observation = next_observation
        agent.learn()
    return returns

# %% wrong="train_agent" why="not terminated or truncated: that is what is remembered"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        agent.remember(observation, action, reward, next_observation, done)
        agent.learn()
        total += reward
        observation = next_observation
        if done:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="Only the first reset gets the seed: each gets it"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset(seed=seed)
    return returns

# %% wrong="train_agent" why="Remember before you replace it: the next observation of a last step is that of the next episode"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        total += reward
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            next_observation, _ = env.reset()
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        observation = next_observation
    return returns

# %% wrong="train_agent" why="note its return: the sum is never set back to 0"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="The first reset gets the seed: a seed of 0, which is falsy, is not handed on"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed) if seed else env.reset()
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += reward
        observation = next_observation
        if terminated or truncated:
            returns.append(float(total))
            total = 0.0
            observation, _ = env.reset()
    return returns

# %% wrong="train_agent" why="Return the list of the finished episodes' returns: an episode without any reward is taken for none"
def train_agent(env, agent, steps, seed):
    totals = [0.0]
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        totals[-1] += float(reward)
        observation = next_observation
        if terminated or truncated:
            totals.append(0.0)
            observation, _ = env.reset()
    return [total for total in totals[:-1] if total]

# %% right="plot_returns" why="subplots, grey thin line, thick line of the palette"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = range(len(episode_returns))
    axes.plot(episodes, episode_returns, color="0.7", linewidth=0.7, label="return")
    axes.plot(
        episodes,
        plots.moving_average(episode_returns, window),
        color=plots.PALETTE[0],
        linewidth=2.0,
        label=f"mean of the last {window}",
    )
    axes.set(xlabel="episode", ylabel="undiscounted return")
    axes.legend()
    return figure

# %% right="plot_returns" why="bare Figure without pyplot, figure.legend, x left to plot"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot(1, 1, 1)
    axes.plot(list(episode_returns), "-", lw=0.5, alpha=0.4, c="tab:blue", label="each episode")
    axes.plot(
        plots.moving_average(episode_returns, window), "-", lw=2, c="tab:blue", label=f"running mean ({window} episodes)"
    )
    axes.set_xlabel("episode number")
    axes.set_ylabel("return")
    figure.legend(loc="upper left")
    return figure

# %% right="plot_returns" why="running mean computed by hand in a loop, colours from a colour map, title"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    returns = np.asarray(episode_returns, dtype=float)
    means = [returns[max(0, i + 1 - window) : i + 1].mean() for i in range(len(returns))]
    x = np.arange(len(returns))
    colours = plt.get_cmap("Blues")([0.3, 0.9])
    fig, ax = plt.subplots(figsize=(8, 3))
    ax.plot(x, returns, color=colours[0], linewidth=0.6, linestyle="-", label="raw")
    ax.plot(x, means, color=colours[1], linewidth=1.8, linestyle="-", label=f"average over {window}")
    ax.set_title("training")
    ax.set_xlabel("Episode")
    ax.set_ylabel("Return (sum of rewards)")
    ax.legend(frameon=False, loc="best")
    return fig

# %% right="plot_returns" why="mean by cumulative sums, zorder, legend with handles, labels at the figure"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    returns = np.array(list(episode_returns), dtype=np.float64)
    n = len(returns)
    sums = np.concatenate([[0.0], np.cumsum(returns)])
    stop = np.arange(1, n + 1)
    begin = np.maximum(stop - window, 0)
    smooth = (sums[stop] - sums[begin]) / (stop - begin)
    figure = plt.figure()
    axes = figure.subplots()
    (strong,) = axes.plot(np.arange(n), smooth, color="black", linewidth=2.5, zorder=3)
    (weak,) = axes.plot(np.arange(n), returns, color="orange", alpha=0.5, linewidth=0.8, zorder=2)
    axes.legend([weak, strong], ["return of an episode", f"smoothed over {window} episodes"])
    figure.supxlabel("episode")
    figure.supylabel("return")
    return figure

# %% right="plot_returns" why="pyplot throughout on a figure of its own, lightness instead of opacity, a handle list from sorted"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    fig = plt.figure(figsize=(6, 3))
    number = np.arange(len(episode_returns))
    plt.plot(number, episode_returns, "-", color="lightsteelblue", linewidth=0.8, label="return of each episode")
    plt.plot(number, plots.moving_average(episode_returns, window), "-", color="navy", linewidth=2.2, label=f"running mean, window {window}")
    plt.xlabel("number of the episode")
    plt.ylabel("undiscounted return")
    plt.legend(loc="lower right")
    return fig

# %% wrong="plot_returns" why="a thin pale line, and the mean so that it stands out: both lines are equally strong"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, label="return")
    axes.plot(plots.moving_average(episode_returns, window), label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the mean stands out: it is the thin pale one, and the raw returns are thick"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    means = plots.moving_average(episode_returns, window)
    axes.plot(episode_returns, color=plots.PALETTE[0], linewidth=2, label="return")
    axes.plot(means, color=plots.PALETTE[1], linewidth=0.7, alpha=0.4, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="over the episode number: the labels of the axes are exchanged"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="return", ylabel="episode")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="Draw the raw returns: returns outside 0 to 500 are cut off by fixed limits"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return", ylim=(0, 500))
    axes.legend()
    return figure

# %% wrong="plot_returns" why="the last window returns: the legend names twenty whatever the window is"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="mean of the last 20 episodes")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="over it the mean: the raw returns are drawn on top of the mean"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="episode number (0, 1, 2, ...): starts at 1"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(episode_returns) + 1)
    axes.plot(episodes, episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(episodes, plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="with a legend: the labels are never shown"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_returns" why="of fewer where there are fewer: no mean before the window is full"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    means = np.convolve(episode_returns, np.ones(window) / window, mode="valid")
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(np.arange(len(means)) + window - 1, means, color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="mean of the last window returns: the window is centred on the episode"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    returns = np.asarray(episode_returns, dtype=float)
    half = window // 2
    means = [returns[max(0, i - half) : i + half + 1].mean() for i in range(len(returns))]
    figure, axes = plt.subplots()
    axes.plot(returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(means, color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="A new figure: draws into the current one"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    plt.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    plt.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    plt.xlabel("episode")
    plt.ylabel("return")
    plt.legend()
    return plt.gcf()

# %% wrong="plot_returns" why="of fewer where there are fewer: the first window - 1 means are divided by the whole window"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    n = len(episode_returns)
    means = np.convolve(episode_returns, np.ones(window) / window)[:n]
    axes.plot(range(n), episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(range(n), means, color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="plot_returns" why="label both lines: the two names stand at each other's line"
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7)
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2)
    axes.set(xlabel="episode", ylabel="return")
    axes.legend([f"mean of the last {window}", "returns"])
    return figure

# %% right="save_agent" why="torch.save of a dictionary"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)

# %% right="save_agent" why="into memory first, then write_bytes"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    import io

    memory = io.BytesIO()
    content = dict(config={**config}, state_dict=network.state_dict())
    torch.save(content, memory)
    path.write_bytes(memory.getvalue())

# %% right="save_agent" why="through an open file, weights as a plain dictionary of detached copies"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    weights = {
        name: tensor.detach().clone() for name, tensor in network.state_dict().items()
    }
    with open(path, "wb") as file:
        torch.save({"state_dict": weights, "config": dict(config.items())}, file)

# %% right="save_agent" why="writes beside the place and then moves the whole file there"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    entries = {}
    entries["config"] = {key: config[key] for key in config}
    entries["state_dict"] = network.state_dict()
    beside = path.with_name(path.name + ".part")
    torch.save(entries, beside)
    beside.replace(path)

# %% wrong="save_agent" why="any mapping: a mapping that is no dict goes into the file as it is, where weights_only=True refuses it"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": config, "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="state_dict is what network.state_dict() gives: the buffers (the scale) are missing"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    weights = {name: p.detach() for name, p in network.named_parameters()}
    torch.save({"config": dict(config), "state_dict": weights}, path)

# %% wrong="save_agent" why="it is not changed: the network is left in evaluation mode"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    network.eval()
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="on any device, it is not changed: it is moved to the CPU and stays there"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    content = {"config": dict(config), "state_dict": network.cpu().state_dict()}
    torch.save(content, path)

# %% wrong="save_agent" why="If there is a file at the path already, it is replaced: it is kept, with an error"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="path is the file to write: another ending is put in place of its own"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    content = {"config": dict(config), "state_dict": network.state_dict()}
    torch.save(content, Path(path).with_suffix(".pt"))

# %% wrong="save_agent" why="plain numbers and tuples: tuples come back as lists"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    import json

    plain = json.loads(json.dumps(dict(config)))
    torch.save({"config": plain, "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="config has the arguments of networks.mlp: scale is left out"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    shape = {key: config[key] for key in ("n_inputs", "hidden", "n_outputs")}
    torch.save({"config": shape, "state_dict": network.state_dict()}, path)

# %% wrong="save_agent" why="the file holds four tensors: they are lists of numbers"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    weights = {name: values.tolist() for name, values in network.state_dict().items()}
    torch.save({"config": dict(config), "state_dict": weights}, path)

# %% wrong="save_agent" why="Not the network itself: it is stored"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save({"config": dict(config), "state_dict": network}, path)

# %% wrong="save_agent" why="two entries: a third with the type of the network"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    torch.save(
        {
            "config": dict(config),
            "state_dict": network.state_dict(),
            "kind": type(network).__name__,
        },
        path,
    )

# %% wrong="save_agent" why="Write the file with torch.save: with pickle"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    with path.open("wb") as file:
        pickle.dump({"config": dict(config), "state_dict": network.state_dict()}, file)

# %% right="load_agent" why="torch.load onto the device, load_state_dict, to"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% right="load_agent" why="onto the CPU first, from an open file, the network moved last"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    with open(path, "rb") as file:
        saved = torch.load(file, map_location="cpu", weights_only=True)
    config, weights = saved["config"], saved["state_dict"]
    network = networks.mlp(**config)
    network.load_state_dict(weights, strict=True)
    network.to(device)
    return network

# %% right="load_agent" why="network is made on the device, storages kept where a function of map_location puts them"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    def stay(storage, location):
        return storage

    entries = torch.load(path, weights_only=True, map_location=stay)
    _model = networks.mlp(**entries["config"]).to(device)
    _model.load_state_dict(entries["state_dict"])
    return _model

# %% right="load_agent" why="bytes in memory, pop, and the tensors of the file assigned to an empty network on the meta device"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    import io

    agent = torch.load(
        io.BytesIO(path.read_bytes()), map_location=str(device), weights_only=True
    )
    with torch.device("meta"):
        network = networks.mlp(**agent.pop("config"))
    network.load_state_dict(agent.pop("state_dict"), assign=True)
    return network.to(device)

# %% right="load_agent" why="compares the names and shapes itself, then copies each tensor by its name"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    network = networks.mlp(**content["config"])
    own, given = network.state_dict(), content["state_dict"]
    if own.keys() != given.keys():
        raise RuntimeError(f"the file has {sorted(given)}, the network {sorted(own)}")
    for name, weights in own.items():
        if weights.shape != given[name].shape:
            raise RuntimeError(f"{name} has shape {tuple(given[name].shape)}")
        weights.copy_(given[name])
    return network.to(device)

# %% right="load_agent" why="weights moved to the device one by one, network made there by the device as a context"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=lambda storage, _: storage, weights_only=True)
    with torch.device(device):
        net = networks.mlp(**content["config"])
    weights = {name: value.to(device) for name, value in content["state_dict"].items()}
    net.load_state_dict(weights)
    return net.to(device)

# %% wrong="load_agent" why="Leave strict as it is, a file in which weights are missing should be an error: strict=False"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"], strict=False)
    return network.to(device)

# %% wrong="load_agent" why="the weights by their names: by their order"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"]).to(device)
    with torch.no_grad():
        for own, saved in zip(network.state_dict().values(), content["state_dict"].values()):
            own.copy_(saved)
    return network

# %% wrong="load_agent" why="networks.mlp(**config): the scale in the configuration is left out"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    config = content["config"]
    network = networks.mlp(config["n_inputs"], config["hidden"], config["n_outputs"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="return it on the device: only the tensors of the file go there, the network stays on the CPU"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network

# %% wrong="load_agent" why="RuntimeError when the weights do not fit: turned into a ValueError"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    try:
        network.load_state_dict(content["state_dict"])
    except RuntimeError as error:
        raise ValueError(f"the weights in {path} do not fit") from error
    return network.to(device)

# %% wrong="load_agent" why="weights_only=True belongs to every such call: the configuration is read without it first"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    config = torch.load(path, map_location=device, weights_only=False)["config"]
    network = networks.mlp(**config)
    weights = torch.load(path, map_location=device, weights_only=True)["state_dict"]
    network.load_state_dict(weights)
    return network.to(device)

# %% wrong="load_agent" why="The weights do not fit is a RuntimeError: missing weights are filled up by the random ones of the new network"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    weights = network.state_dict()
    weights.update(content["state_dict"])
    network.load_state_dict(weights)
    return network.to(device)

# %% wrong="load_agent" why="The weights do not fit is a RuntimeError: those that the network does not know are dropped"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    saved = content["state_dict"]
    network.load_state_dict({name: saved[name] for name in network.state_dict()})
    return network.to(device)

# %% wrong="load_agent" why="map_location: without it a file of a GPU cannot be opened here"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="weights_only=True: a stranger's code runs"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=False)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="UnpicklingError for anything else: tries again without the safety"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    try:
        content = torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError:
        content = torch.load(path, map_location=device, weights_only=False)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% wrong="load_agent" why="networks.mlp(**config): handed on by position, which another order of the entries or a scale upsets"
def load_agent(path: Path, device: torch.device) -> nn.Module:
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(*content["config"].values())
    network.load_state_dict(content["state_dict"])
    return network.to(device)

# %% right="size_figure" why="curve_with_interval for each size"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    axes.set(xlabel="environment steps", ylabel="return: mean over seeds, 95 % interval")
    axes.legend()
    return figure

# %% right="size_figure" why="mean_interval and fill_between by hand, colours from a colour map, legend outside"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 4.5))
    colours = plt.get_cmap("viridis")(np.linspace(0.0, 0.85, len(runs_by_size)))
    for colour, (name, runs) in zip(colours, runs_by_size.items(), strict=True):
        axes.plot(grid, runs.mean(axis=0), color=colour, linestyle="-", label=name)
        if len(runs) > 1:
            low, high = plots.mean_interval(runs)
            axes.fill_between(grid, low, high, color=colour, alpha=0.25, linewidth=0)
    axes.set_xlabel("environment steps")
    axes.set_ylabel("mean return, with the 95 % confidence interval of the mean")
    axes.legend(title="hidden units", loc="center left", bbox_to_anchor=(1.02, 0.5))
    return figure

# %% right="size_figure" why="bare Figure, Student's t from scipy, bands under all lines, figure.legend"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    from scipy import stats

    figure = Figure()
    axes = figure.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        n_runs = runs.shape[0]
        mean = np.mean(runs, axis=0)
        if n_runs > 1:
            error = np.std(runs, axis=0, ddof=1) / n_runs**0.5
            reach = stats.t.ppf(0.975, df=n_runs - 1) * error
            axes.fill_between(grid, mean - reach, mean + reach, color=f"C{number}", alpha=0.2, zorder=1)
        axes.plot(grid, mean, color=f"C{number}", label=str(name), zorder=2)
    axes.set_xlabel("steps in the environment")
    axes.set_ylabel("training return (mean and its 95 % CI)")
    figure.legend()
    return figure

# %% right="size_figure" why="helper per size, scipy.stats.sem, markers, the band's label in the y label and a title"
def _draw_size(axes, grid, name, runs):
    from scipy.special import stdtrit
    from scipy.stats import sem

    [line] = axes.plot(grid, np.average(runs, axis=0), marker=".", label=name)
    if len(runs) >= 2:
        half = float(stdtrit(len(runs) - 1, 0.975)) * sem(runs, axis=0)
        axes.fill_between(
            grid,
            line.get_ydata() - half,
            line.get_ydata() + half,
            facecolor=line.get_color(),
            alpha=0.15,
        )


def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure = plt.figure(layout="constrained")
    axes = figure.add_subplot()
    for name in runs_by_size:
        _draw_size(axes, grid, name, runs_by_size[name])
    axes.set_title("does size matter?")
    axes.set(xlabel="environment steps")
    axes.set(ylabel="mean return of the runs\n(band: 95 % confidence interval of the mean)")
    axes.legend()
    return figure

# %% right="size_figure" why="pyplot throughout, all lines first and then all bands, bands with a name of their own in the legend"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure = plt.figure()
    means = {name: runs.mean(axis=0) for name, runs in runs_by_size.items()}
    lines = {name: plt.plot(grid, mean, label=name)[0] for name, mean in means.items()}
    for name, runs in runs_by_size.items():
        if len(runs) < 2:
            continue
        low, high = plots.mean_interval(runs, confidence=0.95)
        plt.fill_between(
            grid, low, high, color=lines[name].get_color(), alpha=0.2, label=f"{name}: 95 % interval"
        )
    plt.xlabel("environment steps")
    plt.ylabel("mean return")
    plt.legend(ncols=2)
    return figure

# %% right="size_figure" why="legend entries made of a line and its band together, as in the gallery of matplotlib"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, ax = plt.subplots(layout="constrained")
    handles = []
    for (name, runs), style in zip(runs_by_size.items(), itertools.cycle(["-", "--", ":", "-."])):
        (line,) = ax.plot(grid, runs.mean(axis=0), linestyle=style)
        if len(runs) > 1:
            band = ax.fill_between(grid, *plots.mean_interval(runs), color=line.get_color(), alpha=0.2)
            handles.append((line, band))
        else:
            handles.append(line)
    ax.legend(handles, list(runs_by_size), title="size of the network")
    ax.set_xlabel("environment steps")
    ax.set_ylabel("return of training episodes: mean and its 95 % confidence interval")
    return figure

# %% wrong="size_figure" why="not the spread of the runs: the band is one standard deviation to either side"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, std = runs.mean(axis=0), runs.std(axis=0, ddof=1)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - std, mean + std, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="95 % interval of few runs: 1.96 standard errors, as for very many"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean = runs.mean(axis=0)
        half = 1.96 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="95 %: the quantile 0.95 leaves 5 % on either side, so that it is a 90 % interval"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    from scipy import stats

    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n = len(runs)
        mean = runs.mean(axis=0)
        half = stats.t.ppf(0.95, n - 1) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="confidence interval of the mean: the standard deviation is NumPy's default, divided by n and not n - 1"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    from scipy import stats

    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n = len(runs)
        mean = runs.mean(axis=0)
        half = stats.t.ppf(0.975, n - 1) * runs.std(axis=0) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="runs have shape [n_runs, n_points]: divided by the root of the number of points"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    from scipy import stats

    n = len(grid)
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean = runs.mean(axis=0)
        half = stats.t.ppf(0.975, n - 1) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="its runs: the number of runs of the first size is used for all"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    from scipy import stats

    n = len(next(iter(runs_by_size.values())))
    quantile = stats.t.ppf(0.975, n - 1)
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean = runs.mean(axis=0)
        half = quantile * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="in the order that they are given: sorted by name"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name in sorted(runs_by_size):
        plots.curve_with_interval(axes, grid, runs_by_size[name], label=name)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="a band for each size: every band is that of the last size, since the second loop uses the runs that the first one left behind"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        axes.plot(grid, runs.mean(axis=0), label=name)
    for line in list(axes.get_lines()):
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="95 % confidence interval of that mean: from the smallest run to the largest"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        [line] = axes.plot(grid, runs.mean(axis=0), label=name)
        axes.fill_between(grid, runs.min(axis=0), runs.max(axis=0), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure

# %% wrong="size_figure" why="95 % confidence interval: its lower edge is cut at 0"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        low, high = plots.mean_interval(runs)
        [line] = axes.plot(grid, runs.mean(axis=0), label=name)
        axes.fill_between(grid, np.maximum(low, 0), high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="say on the y axis what is drawn: the labels of x and y are exchanged"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    axes.set(ylabel="environment steps", xlabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="a legend that tells the sizes apart: all lines have one colour and one style"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name, colour=plots.PALETTE[0])
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="95 %: the confidence is 0.9"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name, confidence=0.9)
    axes.set(xlabel="environment steps", ylabel="mean return, with its interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="the mean over its runs: the line is the median"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        low, high = plots.mean_interval(runs)
        [line] = axes.plot(grid, np.median(runs, axis=0), label=name)
        axes.fill_between(grid, low, high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return, 95 % interval")
    axes.legend()
    return figure

# %% wrong="size_figure" why="show a legend: there is none"
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    axes.set(xlabel="environment steps", ylabel="mean return, 95 % interval")
    return figure
