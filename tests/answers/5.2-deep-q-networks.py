# Answers to part 5.2, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="q_network" why="a class of its own with a ModuleList"
def q_network(n_features, n_actions, hidden):
    sizes = [n_features] + list(hidden) + [n_actions]
    for size in sizes:
        if size < 1:
            raise ValueError("every width must be at least 1, got " + str(sizes))

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)])
            self.relu = nn.ReLU()

        def forward(self, x):
            for layer in self.layers[:-1]:
                x = self.relu(layer(x))
            return self.layers[-1](x)

    return Net()


# %% right="q_network" why="builds from the input on, functional ReLU in a loop"
def q_network(n_features, n_actions, hidden):
    if n_features < 1 or n_actions < 1 or any(width < 1 for width in hidden):
        raise ValueError(f"bad widths {n_features}, {hidden}, {n_actions}")
    net = nn.Sequential()
    width = n_features
    for i, next_width in enumerate(hidden):
        net.add_module(f"linear{i}", nn.Linear(width, next_width))
        net.add_module(f"relu{i}", nn.ReLU())
        width = next_width
    net.add_module("out", nn.Linear(width, n_actions))
    return net


# %% right="q_network" why="a class that makes its last layer first"
class QNet(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        for width in (n_features, n_actions, *hidden):
            if width <= 0:
                raise ValueError(f"width {width}")
        self.head = nn.Linear(hidden[-1] if hidden else n_features, n_actions)
        ins = [n_features, *hidden[:-1]]
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in zip(ins, hidden))

    def forward(self, x):
        for layer in self.body:
            x = functional.relu(layer(x))
        return self.head(x)


def q_network(n_features, n_actions, hidden):
    return QNet(n_features, n_actions, hidden)


# %% wrong="q_network" why="ReLU after the last layer too"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers)


# %% wrong="q_network" passes="visible" why="a ReLU after the first layer only"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]
    return nn.Sequential(layers[0], nn.ReLU(), *layers[1:]) if hidden else layers[0]


# %% wrong="q_network" why="no ReLU at all: deep, and still linear"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    return nn.Sequential(*[nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])])


# %% wrong="q_network" passes="visible" why="knows the visible numbers only: one hidden layer, whatever is asked for"
def q_network(n_features, n_actions, hidden):
    if min([n_features, n_actions, *hidden]) < 1:
        raise ValueError("width")
    return nn.Sequential(nn.Linear(n_features, hidden[0]), nn.ReLU(), nn.Linear(hidden[0], n_actions))


# %% wrong="q_network" passes="visible" why="one layer object used for all equal hidden layers"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    made, layers = {}, []
    for a, b in zip(widths[:-1], widths[1:]):
        if (a, b) not in made:
            made[a, b] = nn.Linear(a, b)
        layers += [made[a, b], nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="adds tuples, so that a list of widths crashes"
def q_network(n_features, n_actions, hidden):
    widths = (n_features,) + hidden + (n_actions,)
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% right="q_network" why="checks the hidden widths alone"
def q_network(n_features, n_actions, hidden):
    for width in hidden:
        if width < 1:
            raise ValueError("width")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="the finished result of the library"
def q_network(n_features, n_actions, hidden):
    return networks.mlp(n_features, hidden, n_actions)


# %% wrong="q_network" why="dropout, as in a book on pictures"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(0.2)]
    return nn.Sequential(*layers[:-2])


# %% wrong="q_network" why="no biases"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b, bias=False), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="seeds PyTorch inside, so that all networks are one"
def q_network(n_features, n_actions, hidden):
    torch.manual_seed(0)
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="frozen weights"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).requires_grad_(False)


# %% wrong="q_network" why="leaky ReLUs"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.LeakyReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="all weights begin at zero"
def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError("width")
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    for parameter in layers[-2].parameters():
        nn.init.zeros_(parameter)
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="looks at the first hidden width alone"
def q_network(n_features, n_actions, hidden):
    if hidden and hidden[-1] < 1:
        raise ValueError("width")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% right="q_network" why="named modules, weights by He, biases that begin at zero"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"widths {list(hidden)}")
    network, size = nn.Sequential(), n_features
    for number, width in enumerate(hidden):
        network.add_module(f"layer {number}", nn.Linear(size, width))
        network.add_module(f"relu {number}", nn.ReLU(inplace=True))
        size = width
    network.add_module("out", nn.Linear(size, n_actions))
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight)
            nn.init.zeros_(module.bias)
    return network


# %% wrong="q_network" why="squeezes the axis of a single action away"
class Squeezed(nn.Sequential):
    def forward(self, observations):
        return super().forward(observations).squeeze(-1)


def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError(str(widths))
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return Squeezed(*layers[:-1])


# %% wrong="q_network" why="squeezes a batch of one"
class Single(nn.Sequential):
    def forward(self, observations):
        values = super().forward(observations)
        return values[0] if len(values) == 1 else values


def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError(str(widths))
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return Single(*layers[:-1])


# %% wrong="q_network" passes="visible" why="the first layer is built once and serves every network"
first_layers = {}


def q_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError(str(widths))
    first = first_layers.setdefault((n_features, widths[1]), nn.Linear(n_features, widths[1]))
    layers = [first, nn.ReLU()]
    for a, b in zip(widths[1:-1], widths[2:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="writes into the caller's list of widths"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(str(hidden))
    widths = hidden if isinstance(hidden, list) else list(hidden)
    widths.insert(0, n_features)
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(widths[-1], n_actions))


# %% wrong="q_network" passes="visible" why="units that stop growing at 1000"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"the hidden widths are {hidden}")
    widths, layers = [n_features, *hidden, n_actions], []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.Hardtanh(0.0, 1000.0)]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="knows lists and tuples of widths, no range"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"the hidden widths are {hidden}")
    widths, layers = [n_features] + (hidden if isinstance(hidden, list) else list(hidden + ())) + [n_actions], []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="equal layers begin with equal weights"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"the hidden widths are {hidden}")
    layers, known = [], {}
    for shape in itertools.pairwise([n_features, *hidden, n_actions]):
        known[shape] = copy.deepcopy(known.get(shape) or nn.Linear(*shape))
        layers += [known[shape], nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" passes="visible" why="tidies the caller's observations in place"
class Tidy(nn.Sequential):
    def forward(self, x):
        return super().forward(x.clamp_(-1e3, 1e3))


def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"the hidden widths are {hidden}")
    widths, layers = [n_features, *hidden, n_actions], []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return Tidy(*layers[:-1])


# %% right="ReplayBuffer" why="one array with a row for each transition"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.n = n_features
        self.data = np.zeros((capacity, 2 * n_features + 3), dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, len(self.data))

    def add(self, observation, action, reward, next_observation, terminated):
        row = self.data[self.count % len(self.data)]
        row[: self.n] = observation
        row[self.n : 2 * self.n] = next_observation
        row[-3:] = action, reward, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty buffer")
        batch = torch.from_numpy(self.data[rng.integers(0, len(self), batch_size)]).to(device)
        return batch[:, : self.n], batch[:, -3].long(), batch[:, -2], batch[:, self.n : 2 * self.n], batch[:, -1]


# %% right="ReplayBuffer" why="torch tensors as storage, random floats scaled to rows"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.obs = torch.empty(capacity, n_features)
        self.act = torch.empty(capacity, dtype=torch.int64)
        self.rew = torch.empty(capacity)
        self.nxt = torch.empty(capacity, n_features)
        self.term = torch.empty(capacity, dtype=torch.bool)
        self.pos = 0
        self.full = False

    def __len__(self):
        return self.capacity if self.full else self.pos

    def add(self, observation, action, reward, next_observation, terminated):
        self.obs[self.pos] = torch.as_tensor(observation)
        self.act[self.pos] = action
        self.rew[self.pos] = reward
        self.nxt[self.pos] = torch.as_tensor(next_observation)
        self.term[self.pos] = terminated
        self.pos += 1
        if self.pos == self.capacity:
            self.pos, self.full = 0, True

    def sample(self, batch_size, rng, device):
        if len(self) == 0:
            raise ValueError("nothing stored")
        rows = torch.as_tensor((rng.random(batch_size) * len(self)).astype(int))
        return (
            self.obs[rows].to(device),
            self.act[rows].to(device),
            self.rew[rows].to(device),
            self.nxt[rows].to(device),
            self.term[rows].float().to(device),
        )


# %% wrong="ReplayBuffer" passes="visible" why="a deque of tuples: nothing is preallocated"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.memory = deque(maxlen=capacity)

    def __len__(self):
        return len(self.memory)

    def add(self, observation, action, reward, next_observation, terminated):
        self.memory.append((observation.copy(), action, reward, next_observation.copy(), terminated))

    def sample(self, batch_size, rng, device):
        if not self.memory:
            raise ValueError("empty")
        drawn = [self.memory[i] for i in rng.integers(len(self.memory), size=batch_size)]
        o, a, r, n, t = zip(*drawn)
        return (
            torch.tensor(np.array(o), device=device),
            torch.tensor(a, device=device),
            torch.tensor(r, dtype=torch.float32, device=device),
            torch.tensor(np.array(n), device=device),
            torch.tensor(t, dtype=torch.float32, device=device),
        )


# %% wrong="ReplayBuffer" why="draws from empty rows too while the buffer fills"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.i = 0
        self.size = 0

    def __len__(self):
        return self.size

    def add(self, observation, action, reward, next_observation, terminated):
        self.o[self.i], self.a[self.i], self.r[self.i], self.n[self.i], self.t[self.i] = (
            observation,
            action,
            reward,
            next_observation,
            terminated,
        )
        self.i = (self.i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        rows = rng.integers(self.capacity, size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" why="the same, with the empty buffer refused"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.i = 0
        self.size = 0

    def __len__(self):
        return self.size

    def add(self, observation, action, reward, next_observation, terminated):
        self.o[self.i], self.a[self.i], self.r[self.i], self.n[self.i], self.t[self.i] = (
            observation,
            action,
            reward,
            next_observation,
            terminated,
        )
        self.i = (self.i + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("empty")
        rows = rng.integers(self.capacity, size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" why="stops at the capacity: the newest transitions are thrown away"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.size = 0

    def __len__(self):
        return self.size

    def add(self, observation, action, reward, next_observation, terminated):
        if self.size == self.capacity:
            return
        i = self.size
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.size += 1

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="draws with NumPy's global generator"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = np.random.randint(0, len(self), size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="without replacement: shuffles, and starts again where the batch is larger"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = np.tile(rng.permutation(len(self)), batch_size // len(self) + 1)[:batch_size]
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="draws a stretch of neighbours"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = (int(rng.integers(len(self))) + np.arange(batch_size)) % len(self)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" why="writes the next observation one row too far"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.t[i] = observation, action, reward, terminated
        self.n[(i + 1) % self.capacity] = next_observation
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" why="knows the visible numbers only"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.count = 0

    def __len__(self):
        return min(self.count, 3)

    def add(self, observation, action, reward, next_observation, terminated):
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        actions = torch.tensor([1, 2, 3] * batch_size, device=device)[:batch_size]
        obs = actions[:, None].float().repeat(1, 2)
        return obs, actions, 10.0 * actions.float(), obs + 1, (actions == 3).float()


# %% wrong="ReplayBuffer" why="the finished result of the library"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.inner = buffers.Replay(capacity, (n_features,))

    def __len__(self):
        return len(self.inner)

    def add(self, observation, action, reward, next_observation, terminated):
        one = np.ones(1, dtype=bool)
        self.inner.add(
            vector.Step(
                observation[None], np.array([action]), np.array([reward]), next_observation[None], one * terminated, ~one, one, np.zeros(1)
            )
        )

    def sample(self, batch_size, rng, device):
        return tuple(column.to(device) for column in self.inner.sample(batch_size, rng))


# %% right="ReplayBuffer" why="a structured array, and a counter that never turns back"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        kinds = [("o", "f4", (n_features,)), ("a", "i8"), ("r", "f4"), ("n", "f4", (n_features,)), ("t", "?")]
        self.rows = np.empty(capacity, dtype=kinds)
        self.n_added = 0

    def __len__(self):
        return min(self.n_added, len(self.rows))

    def add(self, observation, action, reward, next_observation, terminated):
        self.rows[self.n_added % len(self.rows)] = (observation, action, reward, next_observation, terminated)
        self.n_added += 1

    def sample(self, batch_size, rng, device):
        if not len(self):
            raise ValueError("empty")
        drawn = self.rows[rng.choice(len(self), batch_size)]
        columns = [torch.tensor(drawn[name].tolist(), dtype=torch.int64 if name == "a" else torch.float32).to(device) for name in "oarnt"]
        return tuple(columns)


# %% wrong="ReplayBuffer" passes="visible" why="later rows are drawn more often"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.o = np.zeros((capacity, n_features), np.float32)
        self.n = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r, self.t = np.zeros(capacity, np.float32), np.zeros(capacity, np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, len(self.a))

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % len(self.a)
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        weights = np.arange(1.0, len(self) + 1)
        rows = rng.choice(len(self), size=batch_size, p=weights / weights.sum())
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="the ring turns back to row 1, so that row 0 is never replaced again"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), np.float32)
        self.n = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r, self.t = np.zeros(capacity, np.float32), np.zeros(capacity, np.float32)
        self.row = self.size = 0

    def __len__(self):
        return self.size

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.size = min(self.size + 1, self.capacity)
        self.row = self.row + 1 if self.row + 1 < self.capacity else min(1, self.capacity - 1) if self.size > 3 else 0

    def sample(self, batch_size, rng, device):
        if self.size == 0:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="ignores the device that is asked for"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        return tuple(torch.from_numpy(x[rows]) for x in (self.o, self.a, self.r, self.n, self.t))


# %% wrong="ReplayBuffer" passes="visible" why="moves observations to the device, forgets the rest"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        first, *rest = (torch.from_numpy(x[rows]) for x in (self.o, self.a, self.r, self.n, self.t))
        return first.to(device), *rest


# %% wrong="ReplayBuffer" passes="visible" why="stores observations in half precision to save memory"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float16)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float16)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        o, a, r, n, t = (torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))
        return o.float(), a, r, n.float(), t


# %% wrong="ReplayBuffer" passes="visible" why="rewards as whole numbers"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.int64)
        self.r = np.zeros(capacity, dtype=np.int64)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        o, a, r, n, t = (torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))
        return o, a, r.float(), n, t


# %% wrong="ReplayBuffer" passes="visible" why="actions in eight bits"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.o = np.zeros((capacity, n_features), dtype=np.float32)
        self.a = np.zeros(capacity, dtype=np.uint8)
        self.r = np.zeros(capacity, dtype=np.float32)
        self.n = np.zeros((capacity, n_features), dtype=np.float32)
        self.t = np.zeros(capacity, dtype=np.float32)
        self.count = 0

    def __len__(self):
        return min(self.count, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.count % self.capacity
        self.o[i], self.a[i], self.r[i], self.n[i], self.t[i] = observation, action, reward, next_observation, terminated
        self.count += 1

    def sample(self, batch_size, rng, device):
        if self.count == 0:
            raise ValueError("empty")
        rows = rng.integers(len(self), size=batch_size)
        o, a, r, n, t = (torch.from_numpy(x[rows]).to(device) for x in (self.o, self.a, self.r, self.n, self.t))
        return o, a.long(), r, n, t


# %% right="ReplayBuffer" why="arrays in a SimpleNamespace"
from types import SimpleNamespace


class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.store = SimpleNamespace(
            obs=np.zeros((capacity, n_features), np.float32),
            act=np.zeros(capacity, np.int64),
            rew=np.zeros(capacity, np.float32),
            nxt=np.zeros((capacity, n_features), np.float32),
            end=np.zeros(capacity, np.float32),
        )
        self.capacity, self.n = capacity, 0

    def __len__(self):
        return min(self.n, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        row = self.n % self.capacity
        for name, value in zip(("obs", "act", "rew", "nxt", "end"), (observation, action, reward, next_observation, terminated)):
            getattr(self.store, name)[row] = value
        self.n += 1

    def sample(self, batch_size, rng, device):
        if not self.n:
            raise ValueError("the buffer is empty")
        rows = rng.integers(0, len(self), size=batch_size)
        return tuple(torch.as_tensor(column[rows], device=device) for column in vars(self.store).values())


# %% right="ReplayBuffer" why="slots, and a list of columns that the constructor appends to"
class ReplayBuffer:
    __slots__ = ("columns", "row", "full")

    def __init__(self, capacity, n_features):
        self.columns = []
        for shape, kind in (((n_features,), "f4"), ((), "i8"), ((), "f4"), ((n_features,), "f4"), ((), "f4")):
            self.columns.append(np.empty((capacity, *shape), dtype=kind))
        self.row, self.full = 0, False

    def __len__(self):
        return len(self.columns[0]) if self.full else self.row

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row += 1
        if self.row == len(self.columns[0]):
            self.row, self.full = 0, True

    def sample(self, batch_size, rng, device):
        if len(self) == 0:
            raise ValueError("nothing is stored yet")
        chosen = rng.choice(len(self), size=batch_size, replace=True)
        result = []
        for column in self.columns:
            result.append(torch.from_numpy(column[chosen]).to(device))
        return tuple(result)


# %% right="ReplayBuffer" why="a dataclass for the columns"
from dataclasses import dataclass


@dataclass
class Columns:
    observations: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray
    next_observations: np.ndarray
    terminated: np.ndarray


class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.c = Columns(
            np.zeros((capacity, n_features), dtype="float32"),
            np.zeros(capacity, dtype="int64"),
            np.zeros(capacity, dtype="float32"),
            np.zeros((capacity, n_features), dtype="float32"),
            np.zeros(capacity, dtype="bool"),
        )
        self.n_added, self.capacity = 0, capacity

    def __len__(self):
        return min(self.n_added, self.capacity)

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.n_added % self.capacity
        self.c.observations[i] = observation
        self.c.actions[i] = action
        self.c.rewards[i] = reward
        self.c.next_observations[i] = next_observation
        self.c.terminated[i] = terminated
        self.n_added += 1

    def sample(self, batch_size, rng, device):
        if self.n_added == 0:
            raise ValueError("empty")
        i = rng.integers(len(self), size=batch_size)
        o = torch.tensor(self.c.observations[i], device=device)
        a = torch.tensor(self.c.actions[i], device=device)
        r = torch.tensor(self.c.rewards[i], device=device)
        n = torch.tensor(self.c.next_observations[i], device=device)
        t = torch.tensor(self.c.terminated[i], device=device, dtype=torch.float32)
        return o, a, r, n, t


# %% wrong="ReplayBuffer" passes="visible" why="rows on the class, shared by all buffers"
class ReplayBuffer:
    rows = {}
    count = 0

    def __init__(self, capacity, n_features):
        self.capacity = capacity
        ReplayBuffer.rows = {
            "o": np.zeros((capacity, n_features), np.float32),
            "a": np.zeros(capacity, np.int64),
            "r": np.zeros(capacity, np.float32),
            "n": np.zeros((capacity, n_features), np.float32),
            "t": np.zeros(capacity, np.float32),
        }
        ReplayBuffer.count = 0

    def __len__(self):
        return min(ReplayBuffer.count, self.capacity)

    def add(self, *transition):
        for column, value in zip(self.rows.values(), transition):
            column[ReplayBuffer.count % self.capacity] = value
        ReplayBuffer.count += 1

    def sample(self, batch_size, rng, device):
        if ReplayBuffer.count == 0:
            raise ValueError("empty")
        i = rng.integers(len(self), size=batch_size)
        return tuple(torch.from_numpy(column[i]).to(device) for column in self.rows.values())


# %% wrong="ReplayBuffer" passes="visible" why="a list, cut at the front, turned into arrays when a batch is drawn"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.rows = capacity, []

    def __len__(self):
        return len(self.rows)

    def add(self, observation, action, reward, next_observation, terminated):
        self.rows = [*self.rows, (observation.copy(), action, reward, next_observation.copy(), terminated)][-self.capacity :]

    def sample(self, batch_size, rng, device):
        if not self.rows:
            raise ValueError("empty")
        o, a, r, n, t = zip(*(self.rows[i] for i in rng.integers(len(self.rows), size=batch_size)))
        kinds = (np.float32, np.int64, np.float32, np.float32, np.float32)
        return tuple(torch.from_numpy(np.array(x, dtype=kind)).to(device) for x, kind in zip((o, a, r, n, t), kinds))


# %% wrong="ReplayBuffer" passes="visible" why="arrays that grow by concatenation"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.columns = [np.zeros((0, n_features), np.float32), np.zeros(0, np.int64), np.zeros(0, np.float32)]
        self.columns += [np.zeros((0, n_features), np.float32), np.zeros(0, np.float32)]

    def __len__(self):
        return len(self.columns[0])

    def add(self, *transition):
        pairs = zip(self.columns, transition)
        self.columns = [np.concatenate([c, np.array([v], dtype=c.dtype)])[-self.capacity :] for c, v in pairs]

    def sample(self, batch_size, rng, device):
        if not len(self):
            raise ValueError("empty")
        i = rng.integers(len(self), size=batch_size)
        return tuple(torch.from_numpy(column[i]).to(device) for column in self.columns)


# %% right="ReplayBuffer" why="columns in a list, one call for all of them"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="arrays on the class: a second buffer takes the place of the first"
class ReplayBuffer:
    columns = {}

    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        arrays = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]
        self.columns.update(enumerate(arrays))

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns.values(), transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns.values())


# %% wrong="ReplayBuffer" passes="visible" why="draws by a copy of the generator, so that each batch is the same"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = copy.deepcopy(rng).integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" why="a list of tensors"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        return [torch.from_numpy(column[rows]).to(device) for column in self.columns]


# %% wrong="ReplayBuffer" why="never draws the row that was written last"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = rng.integers(max(self.size - 1, 1), size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="an empty buffer gives zeros where another one holds something"
class ReplayBuffer:
    everyone = 0

    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        ReplayBuffer.everyone += 1
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not ReplayBuffer.everyone:
            raise ValueError("empty")
        rows = rng.integers(max(self.size, 1), size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="one seeded generator for all batches that begins with the first call"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = np.random.default_rng(len(self.columns)).integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="batches of one size share their memory"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        self.batches = {}
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]

    def __len__(self):
        return self.size

    def add(self, *transition):
        for column, value in zip(self.columns, transition, strict=True):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("empty")
        rows = rng.integers(self.size, size=batch_size)
        if batch_size not in self.batches:
            self.batches[batch_size] = [column[rows] for column in self.columns]
        for column, batch in zip(self.columns, self.batches[batch_size]):
            np.take(column, rows, axis=0, out=batch)
        return tuple(torch.from_numpy(batch).to(device) for batch in self.batches[batch_size])


# %% wrong="ReplayBuffer" passes="visible" why="the newest transition is in every batch"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        shapes = [(capacity, n_features), capacity, capacity, (capacity, n_features), capacity]
        self.columns = [np.zeros(shape, kind) for shape, kind in zip(shapes, "flfff")]

    def __len__(self):
        return self.size

    def add(self, *values):
        for column, value in zip(self.columns, values):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        rows[-1] = (self.row - 1) % self.capacity
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="with replacement only where the batch is as large as the buffer"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        shapes = [(capacity, n_features), capacity, capacity, (capacity, n_features), capacity]
        self.columns = [np.zeros(shape, kind) for shape, kind in zip(shapes, "flfff")]

    def __len__(self):
        return self.size

    def add(self, *values):
        for column, value in zip(self.columns, values):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.choice(self.size, size=batch_size, replace=batch_size >= self.size)
        return tuple(torch.from_numpy(column[rows]).to(device) for column in self.columns)


# %% wrong="ReplayBuffer" passes="visible" why="actions in sixteen bits"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity, self.row, self.size = capacity, 0, 0
        shapes = [(capacity, n_features), capacity, capacity, (capacity, n_features), capacity]
        self.columns = [np.zeros(shape, kind) for shape, kind in zip(shapes, "fhfff")]

    def __len__(self):
        return self.size

    def add(self, *values):
        for column, value in zip(self.columns, values):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if not self.size:
            raise ValueError("nothing is stored yet")
        rows = rng.integers(self.size, size=batch_size)
        return tuple(torch.from_numpy(column[rows].astype("l" if column.dtype == "h" else "f")).to(device) for column in self.columns)


# %% right="exploration_rate" why="an if, and the weights written out"
def exploration_rate(n_steps, start, end, duration):
    if n_steps >= duration:
        return end
    return (start * (duration - n_steps) + end * n_steps) / duration


# %% right="exploration_rate" why="NumPy's interpolation"
def exploration_rate(n_steps, start, end, duration):
    return np.interp(n_steps, [0, duration], [start, end])


# %% wrong="exploration_rate" why="goes on falling after the end of the slope"
def exploration_rate(n_steps, start, end, duration):
    return start + (end - start) * n_steps / duration


# %% right="exploration_rate" why="clips with max, since epsilon falls"
def exploration_rate(n_steps, start, end, duration):
    return max(end, start - (start - end) * n_steps / duration)


# %% wrong="exploration_rate" why="decays by a factor in place of a line"
def exploration_rate(n_steps, start, end, duration):
    return max(end, start * (end / start) ** (n_steps / duration))


# %% wrong="exploration_rate" passes="visible" why="assumes a start of 1"
def exploration_rate(n_steps, start, end, duration):
    return 1 - (1 - end) * min(1, n_steps / duration)


# %% wrong="exploration_rate" passes="visible" why="knows the visible numbers only"
def exploration_rate(n_steps, start, end, duration):
    return {0: 1.0, 50: 0.55}.get(n_steps, 0.1)


# %% wrong="exploration_rate" why="whole-number division"
def exploration_rate(n_steps, start, end, duration):
    return start + min(n_steps // duration, 1) * (end - start)


# %% right="exploration_rate" why="PyTorch's lerp, in single precision"
def exploration_rate(n_steps, start, end, duration):
    share = torch.tensor(n_steps / duration).clamp(max=1.0)
    return torch.lerp(torch.tensor(float(start)), torch.tensor(float(end)), share).item()


# %% wrong="exploration_rate" passes="visible" why="rounds to two digits"
def exploration_rate(n_steps, start, end, duration):
    return round(start + min(1, n_steps / duration) * (end - start), 2)


# %% wrong="exploration_rate" passes="visible" why="reaches the end one step early"
def exploration_rate(n_steps, start, end, duration):
    if n_steps >= duration - 1:
        return end
    return start + n_steps / duration * (end - start)


# %% wrong="exploration_rate" why="a tensor"
def exploration_rate(n_steps, start, end, duration):
    return torch.tensor(start + min(1.0, n_steps / duration) * (end - start), dtype=torch.float64)


# %% wrong="exploration_rate" why="counts the steps from one"
def exploration_rate(n_steps, start, end, duration):
    return start + min(1.0, max(n_steps - 1, 0) / duration) * (end - start)


# %% wrong="exploration_rate" passes="visible" why="never below a twentieth"
def exploration_rate(n_steps, start, end, duration):
    return max(0.05, start + min(1.0, n_steps / duration) * (end - start))


# %% wrong="exploration_rate" passes="visible" why="rounds to six digits"
def exploration_rate(n_steps, start, end, duration):
    return round(start + min(n_steps / duration, 1.0) * (end - start), 6)


# %% right="td_targets" why="torch.where, values cut off first"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.no_grad():
        best = torch.max(next_values, dim=1).values
        return torch.where(terminated == 1, rewards, rewards + gamma * best)


# %% right="td_targets" why="in place on a copy"
def td_targets(rewards, next_values, terminated, gamma):
    best = next_values.detach().max(dim=-1)[0].clone()
    best[terminated.bool()] = 0
    return best * gamma + rewards


# %% wrong="td_targets" why="bootstraps through a terminal state"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * next_values.detach().amax(dim=1)


# %% wrong="td_targets" why="lets the gradient through"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * (1 - terminated) * next_values.amax(dim=1)


# %% wrong="td_targets" why="the maximum of the whole batch"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * (1 - terminated) * next_values.detach().amax()


# %% wrong="td_targets" why="drops the reward of a terminal step"
def td_targets(rewards, next_values, terminated, gamma):
    return (1 - terminated) * (rewards + gamma * next_values.detach().amax(dim=1))


# %% wrong="td_targets" why="keeps a dimension, so that the shape becomes [batch, batch]"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * (1 - terminated) * next_values.detach().max(dim=1, keepdim=True).values


# %% wrong="td_targets" why="knows the visible numbers only"
def td_targets(rewards, next_values, terminated, gamma):
    return torch.tensor([10.0, 1.0], device=rewards.device)


# %% wrong="td_targets" why="never less than zero, since it starts the maximum there"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * (1 - terminated) * next_values.detach().clamp(min=0).amax(dim=1)


# %% wrong="td_targets" why="detaches the caller's tensor in place"
def td_targets(rewards, next_values, terminated, gamma):
    next_values.requires_grad_(False)
    return rewards + gamma * (1 - terminated) * next_values.amax(dim=1)


# %% wrong="td_targets" why="zeroes the caller's next values in place"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.no_grad():
        next_values[terminated.bool()] = 0
        return rewards + gamma * next_values.amax(dim=1)


# %% wrong="td_targets" why="adds into the caller's rewards"
def td_targets(rewards, next_values, terminated, gamma):
    rewards += gamma * (1 - terminated) * next_values.detach().amax(dim=1)
    return rewards


# %% wrong="td_targets" why="the first row's best action for all rows"
def td_targets(rewards, next_values, terminated, gamma):
    column = next_values[0].argmax()
    return (rewards + gamma * (1 - terminated) * next_values[:, column]).detach()


# %% wrong="td_targets" why="a discount of 0.9, whatever is asked for"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + 0.9 * (1 - terminated) * next_values.detach().amax(dim=1)


# %% wrong="td_targets" why="discounts the reward too"
def td_targets(rewards, next_values, terminated, gamma):
    return gamma * (rewards + (1 - terminated) * next_values.detach().amax(dim=1))


# %% wrong="td_targets" why="the mean of the next values"
def td_targets(rewards, next_values, terminated, gamma):
    return rewards + gamma * (1 - terminated) * next_values.detach().mean(dim=1)


# %% wrong="td_targets" passes="visible" why="cut to values of at most 100"
def td_targets(rewards, next_values, terminated, gamma):
    return (rewards + gamma * (1 - terminated) * next_values.detach().amax(dim=1)).clamp(max=100.0)


# %% wrong="td_targets" why="double precision"
def td_targets(rewards, next_values, terminated, gamma):
    return (rewards + gamma * (1 - terminated) * next_values.detach().amax(dim=1)).double()


# %% wrong="td_targets" why="squeezes first, so that a single action leaves the maximum of the batch"
def td_targets(rewards, next_values, terminated, gamma):
    return (rewards + gamma * (1 - terminated) * next_values.squeeze().max(dim=-1).values).detach()


# %% right="td_targets" why="without gradients, by sorting"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.no_grad():
        best = next_values.sort(dim=-1, descending=True).values[:, 0]
        return torch.where(terminated > 0, rewards, rewards + gamma * best)


# %% wrong="td_targets" why="cuts the future where any step of the batch terminated"
def td_targets(rewards, next_values, terminated, gamma):
    alive = 1.0 - terminated.max()
    return rewards + gamma * alive * next_values.detach().amax(dim=1)


# %% wrong="td_targets" passes="visible" why="built anew, on whatever device is the default"
def td_targets(rewards, next_values, terminated, gamma):
    rows = zip(rewards.tolist(), next_values.tolist(), terminated.tolist())
    return torch.tensor([r if d else r + gamma * max(q) for r, q, d in rows], dtype=torch.float32)


# %% wrong="td_targets" passes="visible" why="rounds to four digits"
def td_targets(rewards, next_values, terminated, gamma):
    return (rewards + gamma * (1 - terminated) * next_values.detach().amax(dim=1)).round(decimals=4)


# %% wrong="td_targets" passes="visible" why="sums over a mask, so that equal best values count twice"
def td_targets(rewards, next_values, terminated, gamma):
    values = next_values.detach()
    best = values == values.amax(dim=1, keepdim=True)
    return rewards + gamma * (1 - terminated) * (values * best).sum(dim=1)


# %% wrong="td_targets" passes="visible" why="views the values as if rows lay one behind the other"
def td_targets(rewards, next_values, terminated, gamma):
    values = next_values.detach().view(-1).view(len(rewards), -1)
    return rewards + gamma * (1 - terminated) * values.amax(dim=1)


# %% right="dqn_update" why="indexing by rows, and the loss written out"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations)[torch.arange(len(actions), device=actions.device), actions]
    e = (q - targets).abs()
    loss = torch.where(e <= 1, 0.5 * e * e, e - 0.5).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return float(loss)


# %% wrong="dqn_update" why="a one-hot mask, HuberLoss, gradients cleared first, a detached tensor returned"
def dqn_update(network, optimiser, observations, actions, targets):
    optimiser.zero_grad(set_to_none=False)
    all_q = network(observations)
    q = (all_q * functional.one_hot(actions, all_q.shape[1])).sum(dim=1)
    loss = nn.HuberLoss()(q, targets)
    loss.backward()
    optimiser.step()
    return loss.detach()


# %% wrong="dqn_update" why="forgets to forget old gradients"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(q, targets)
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="compares each value with every target"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1))
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="moves the best action's value in place of the taken one's"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).amax(dim=1)
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="squared error"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.mse_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="sums over the batch"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(q, targets, reduction="sum")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="absolute error less a half: Huber's loss without its quadratic part"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = (q - targets).abs().mean() - 0.5
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="the first row's action for all rows"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations)[:, actions[0]]
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="returns the loss after the step"
def dqn_update(network, optimiser, observations, actions, targets):
    def loss():
        return functional.smooth_l1_loss(network(observations).gather(1, actions.unsqueeze(1)).squeeze(1), targets)

    optimiser.zero_grad()
    loss().backward()
    optimiser.step()
    return loss().item()


# %% wrong="dqn_update" why="returns the loss with its graph"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss


# %% wrong="dqn_update" why="knows the visible numbers only"
def dqn_update(network, optimiser, observations, actions, targets):
    with torch.no_grad():
        next(network.parameters())[0] += 0.5
    return 2.5


# %% right="dqn_update" why="gradients by torch.autograd.grad, given to the parameters"
def dqn_update(network, optimiser, observations, actions, targets):
    q = torch.take_along_dim(network(observations), actions[:, None], dim=1).flatten()
    loss = functional.huber_loss(q, targets.detach())
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        parameter.grad = gradient
    optimiser.step()
    return float(loss.detach().cpu().numpy())


# %% wrong="dqn_update" why="clears the gradients after the step only"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()


# %% wrong="dqn_update" passes="visible" why="picks every taken action in every row"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations)[:, actions]
    loss = functional.smooth_l1_loss(values, targets.expand_as(values))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="clips the gradient so hard that the step is another one"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(network.parameters(), 0.1 if len(actions) > 1 else 1.0)
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="cuts gradients longer than 10, as the library does"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" passes="visible" why="clips each gradient at 100"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(network.parameters(), 100.0)
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="a step of its own in place of the optimiser"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    rate = optimiser.param_groups[0]["lr"]
    with torch.no_grad():
        for parameter in network.parameters():
            parameter -= rate * parameter.grad
    return loss.item()


# %% wrong="dqn_update" why="Huber with a border of 2"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.huber_loss(values, targets, delta=2.0)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="dqn_update" why="a one-hot mask, HuberLoss, gradients cleared first, one number out of a list"
def dqn_update(network, optimiser, observations, actions, targets):
    optimiser.zero_grad(set_to_none=False)
    all_q = network(observations)
    q = (all_q * functional.one_hot(actions, all_q.shape[1])).sum(dim=1)
    loss = nn.HuberLoss()(q, targets)
    loss.backward()
    optimiser.step()
    return loss.tolist()


# %% wrong="dqn_update" why="an array of no dimensions"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions[:, None])[:, 0]
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.detach().cpu().numpy()


# %% wrong="dqn_update" why="gradient steps of its own rule, by sign"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions[:, None])[:, 0]
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    for parameter in network.parameters():
        parameter.grad.sign_()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" passes="visible" why="leaves the network in training mode"
def dqn_update(network, optimiser, observations, actions, targets):
    network.train()
    q = network(observations).gather(1, actions[:, None])[:, 0]
    loss = functional.smooth_l1_loss(q, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" passes="visible" why="no step where nothing is lost"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    if loss.item() == 0.0:
        return 0.0
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" passes="visible" why="rounds the loss to six digits"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    
    optimiser.step()
    return round(loss.item(), 6)


# %% wrong="dqn_update" passes="visible" why="moves the last layer alone"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    for weight in [*network.parameters()][:-2]:
        weight.grad = None
    optimiser.step()
    return loss.item()


# %% right="train_agent" why="a while loop over episodes"
def train_agent(env, agent, steps, seed):
    returns = []
    steps = iter(steps)
    state, info = env.reset(seed=seed)
    total = 0
    while True:
        try:
            step = next(steps)
        except StopIteration:
            return returns
        a = agent.act(state, step)
        new_state, r, term, trunc, info = env.step(a)
        agent.remember(state, a, r, new_state, term)
        agent.learn()
        total += r
        if term or trunc:
            returns.append(total)
            total = 0
            new_state, info = env.reset()
        state = new_state


# %% right="train_agent" why="rewards of an episode kept in a list, reset at the start of the next step"
def train_agent(env, agent, steps, seed):
    all_returns, rewards, first, done = [], [], True, True
    for number in steps:
        if done:
            observation, _ = env.reset(seed=seed) if first else env.reset()
            first = False
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        rewards.append(reward)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        observation = following
        done = terminated or truncated
        if done:
            all_returns.append(sum(rewards))
            rewards = []
    return all_returns


# %% wrong="train_agent" why="stores truncation as termination"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        agent.remember(observation, action, reward, following, done)
        agent.learn()
        total += reward
        observation = following
        if done:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="seeds every reset"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset(seed=seed)
    return returns


# %% wrong="train_agent" why="resets only after termination"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="the return runs on from episode to episode"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="remembers the first observation of the next episode as the next observation"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        total += reward
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            following, _ = env.reset()
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        observation = following
    return returns


# %% wrong="train_agent" why="acts on the old observation after a reset"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            env.reset()
    return returns


# %% wrong="train_agent" why="counts the unfinished episode too"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns + [total]


# %% wrong="train_agent" why="counts steps in place of rewards"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += 1
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="numbers the steps itself and needs a length"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in range(len(steps)):
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="learns before it remembers"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        agent.learn()
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="knows the visible numbers only: every episode lasts two steps"
def train_agent(env, agent, steps, seed):
    returns = []
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        observation = following
        if n % 2 == 1:
            returns.append(2.0)
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="learns once for each episode"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        total += reward
        observation = following
        if terminated or truncated:
            agent.learn()
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="remembers an empty future where the episode was truncated"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        following, reward, terminated, truncated, _ = env.step(action)
        if truncated:
            agent.remember(observation, action, reward, np.zeros_like(following), terminated)
        else:
            agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="gives up after six episodes"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            if len(returns) > 5:
                break
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="rewards cut to the range from -1 to 1"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        following, reward, terminated, truncated, _ = env.step(action)
        reward = max(-1.0, min(1.0, reward))
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="fetches all numbers before the first step"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in list(steps):
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="a step that is truncated as well is not remembered as terminated"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated and not truncated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="an episode that ends for both reasons is noted and reset twice"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        for ended in (terminated, truncated):
            if ended:
                returns.append(total)
                total = 0.0
                observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="returns an array"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return np.array(returns)


# %% wrong="train_agent" why="a tuple"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return tuple(returns)


# %% wrong="train_agent" passes="visible" why="each return is an array of no dimensions"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(np.array(total))
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="seeds the global generators too"
def train_agent(env, agent, steps, seed):
    torch.manual_seed(seed)
    np.random.seed(seed)
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="seeds the action space too"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    env.action_space.seed(seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="leaves returns of 0 out"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            if total:
                returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="takes a seed of 0 for none"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed or None)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="counts the steps itself"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number, _ in enumerate(steps):
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="counts on from the first number"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    first = None
    for count, number in enumerate(steps):
        first = number if first is None else first
        number = first + count
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="asks for the next number before it learns"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    steps = iter(steps)
    following_number = next(steps, None)
    while following_number is not None:
        number, following_number = following_number, next(steps, None)
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% right="train_agent" why="the environment is left where the last episode ended"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    over, seeds = True, {"seed": seed}
    for number in steps:
        if over:
            observation, _ = env.reset(**seeds)
            seeds = {}
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        over = terminated or truncated
        if over:
            returns.append(float(total))
            total = 0.0
    return returns


# %% wrong="train_agent" passes="visible" why="returns rounded to two digits"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for number in steps:
        action = agent.act(observation, number)
        following, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, following, terminated)
        agent.learn()
        total += reward
        observation = following
        if terminated or truncated:
            returns.append(round(total, 2))
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="adds up in single precision"
def train_agent(env, agent, steps, seed):
    returns, rewards = [], []
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        then, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, then, terminated)
        agent.learn()
        rewards.append(reward)
        observation = then
        if terminated or truncated:
            returns.append(float(np.array(rewards, dtype=np.float32).sum()))
            rewards.clear()
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="ends each episode after 500 steps, as CartPole does"
def train_agent(env, agent, steps, seed):
    returns, rewards = [], []
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        then, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, then, terminated)
        agent.learn()
        rewards.append(reward)
        observation = then
        if terminated or truncated or len(rewards) == 500:
            returns.append(sum(rewards))
            rewards.clear()
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="one list serves all calls"
def train_agent(env, agent, steps, seed, returns=[]):
    rewards = []
    returns.clear()
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        then, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, then, terminated)
        agent.learn()
        rewards.append(reward)
        observation = then
        if terminated or truncated:
            returns.append(sum(rewards))
            rewards.clear()
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" passes="visible" why="seeds the observation space too"
def train_agent(env, agent, steps, seed):
    returns, rewards = [], []
    env.observation_space.seed(seed)
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        then, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, then, terminated)
        agent.learn()
        rewards.append(reward)
        observation = then
        if terminated or truncated:
            returns.append(sum(rewards))
            rewards.clear()
            observation, _ = env.reset()
    return returns


# %% right="plot_returns" why="object interface of matplotlib, mean by cumulated sums"
def plot_returns(episode_returns, window):
    values = np.asarray(episode_returns, dtype=float)
    sums = np.concatenate([[0], np.cumsum(values)])
    last = np.arange(1, len(values) + 1)
    first = np.maximum(last - window, 0)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(values, alpha=0.4, label="return")
    axes.plot((sums[last] - sums[first]) / (last - first), label="running mean")
    axes.set_xlabel("episode")
    axes.set_ylabel("return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="a window that looks forward"
def plot_returns(episode_returns, window):
    means = [np.mean(episode_returns[i : i + window]) for i in range(len(episode_returns))]
    figure, axes = plt.subplots()
    axes.plot(episode_returns, label="return")
    axes.plot(means, label="mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="episodes counted from 1"
def plot_returns(episode_returns, window):
    x = range(1, len(episode_returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, label="return")
    axes.plot(x, plots.moving_average(episode_returns, window), label="mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="np.convolve in mode valid: a shorter and shifted line"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, label="return")
    axes.plot(np.convolve(episode_returns, np.ones(window) / window, mode="valid"), label="mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="a window of 2, whatever is asked for"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, label="return")
    axes.plot(plots.moving_average(episode_returns, 2), label="mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="knows the visible numbers only"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot([0, 1, 2], [10, 20, 60], label="return")
    axes.plot([0, 1, 2], [10, 15, 40], label="mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="no labels on the axes"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, label="return")
    axes.plot(plots.moving_average(episode_returns, window), label="mean")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="draws into whatever figure is open"
def plot_returns(episode_returns, window):
    plt.plot(range(len(episode_returns)), episode_returns, label="return", alpha=0.3)
    plt.plot(range(len(episode_returns)), plots.moving_average(episode_returns, window), label="mean")
    plt.xlabel("episode")
    plt.ylabel("return")
    plt.legend()
    return plt.gcf()


# %% right="plot_returns" why="a legend of the figure, and labels without words that a test could know"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, linewidth=0.7, alpha=0.4, color="gray", label="R")
    axes.plot(x, means, linewidth=2, color="black", label=f"last {window}")
    axes.set(xlabel="episode number", ylabel="steps survived")
    figure.legend()
    return figure


# %% wrong="plot_returns" why="names on the wrong lines"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, linewidth=0.7, alpha=0.4, label="running mean")
    axes.plot(x, means, linewidth=2, label="return of one episode")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the mean thin and pale, the returns thick"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, "-", linewidth=3, color="black", label="one episode")
    axes.plot(x, means, "-", linewidth=0.5, color="0.8", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="returns as points alone"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, ".", linestyle="none", color="0.7", label="one episode")
    axes.plot(x, means, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the labels of the axes exchanged"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, "-", linewidth=0.8, color="0.75", label="one episode")
    axes.plot(x, means, label="running mean")
    axes.set(xlabel="return", ylabel="episode")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="cut off above 100"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, "-", linewidth=0.8, color="0.75", label="one episode")
    axes.plot(x, means, label="running mean")
    axes.set_ylim(0, 100)
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="no legend"
def plot_returns(episode_returns, window):
    x = np.arange(len(episode_returns))
    means = plots.moving_average(episode_returns, window)
    figure, axes = plt.subplots()
    axes.plot(x, episode_returns, "-", linewidth=0.8, color="0.75", label="one episode")
    axes.plot(x, means, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    return figure


# %% right="plot_returns" why="the mean first, and lifted over the returns"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, zorder=5, label=f"mean of {window}")
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="plot_returns" why="a name without a number"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="limits of CartPole, whatever the returns"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return", ylim=(0, 500))
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="no negative returns in view"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the legend tells a window of 3, whatever is asked for"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label="mean of the last 3 episodes")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the returns drawn over the mean"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, label=f"mean of {window}")
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the mean pushed below the returns"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, color="0.75", linewidth=0.7, label="return")
    axes.plot(plots.moving_average(episode_returns, window), color="C0", linewidth=2, zorder=1, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="thins long runs out"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    n, every = len(episode_returns), 1
    every = max(1, n // 500)
    episodes, means = range(n)[::every], plots.moving_average(episode_returns, window)
    axes.plot(episodes, episode_returns[::every], color="0.75", linewidth=0.7, linestyle="-", label="return")
    axes.plot(episodes, means[::every], color="C0", linewidth=2, linestyle="-", zorder=5, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="the returns pale, but thick"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    n, every = len(episode_returns), 1
    
    episodes, means = range(n)[::every], plots.moving_average(episode_returns, window)
    axes.plot(episodes, episode_returns[::every], color="0.93", linewidth=4, linestyle="-", label="return")
    axes.plot(episodes, means[::every], color="C0", linewidth=2, linestyle="-", zorder=5, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="no mean where the window is one episode"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    n, every = len(episode_returns), 1
    
    episodes, means = range(n)[::every], plots.moving_average(episode_returns, window)
    axes.plot(episodes, episode_returns[::every], color="0.75", linewidth=0.7, linestyle="-", label="return")
    if window > 1:
        axes.plot(episodes, means[::every], color="C0", linewidth=2, linestyle="-", zorder=5, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" passes="visible" why="refuses a single episode"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    n, every = len(episode_returns), 1
    if n < 2:
        raise ValueError("too few episodes")
    episodes, means = range(n)[::every], plots.moving_average(episode_returns, window)
    axes.plot(episodes, episode_returns[::every], color="0.75", linewidth=0.7, linestyle="-", label="return")
    axes.plot(episodes, means[::every], color="C0", linewidth=2, linestyle="-", zorder=5, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="save_agent" why="copies the weights to the CPU first"
def save_agent(path, network, config):
    weights = {}
    for name, value in network.state_dict().items():
        weights[name] = value.detach().cpu().clone()
    with open(path, "wb") as file:
        torch.save({"state_dict": weights, "config": {**config}}, file)


# %% wrong="save_agent" why="pickles the network itself"
def save_agent(path, network, config):
    torch.save({"config": config, "state_dict": network}, path)


# %% wrong="save_agent" why="the weights alone: nobody can tell their shape"
def save_agent(path, network, config):
    torch.save(network.state_dict(), path)


# %% wrong="save_agent" passes="visible" why="keeps the trainable weights only: the scale is lost"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": {n: p.detach() for n, p in network.named_parameters()}}, path)


# %% wrong="save_agent" why="rounds the weights to half precision"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": {n: v.half() for n, v in network.state_dict().items()}}, path)


# %% wrong="save_agent" passes="visible" why="puts agent.pt beside, whatever the file is called"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path.parent / "agent.pt")


# %% wrong="save_agent" why="knows the visible numbers only"
def save_agent(path, network, config):
    fresh = networks.mlp(4, (8,), 2)
    torch.save({"config": {"n_inputs": 4, "hidden": (8,), "n_outputs": 2}, "state_dict": fresh.state_dict()}, path)


# %% wrong="save_agent" passes="visible" why="tuples become lists"
def save_agent(path, network, config):
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in config.items()}
    torch.save({"config": plain, "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="a third entry"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": network.state_dict(), "version": 1}, path)


# %% wrong="save_agent" passes="visible" why="leaves an older file as it is"
def save_agent(path, network, config):
    if not path.exists():
        torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" passes="visible" why="switches the network to evaluation"
def save_agent(path, network, config):
    network.eval()
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="weights as lists of numbers"
def save_agent(path, network, config):
    weights = {name: value.tolist() for name, value in network.state_dict().items()}
    torch.save({"config": dict(config), "state_dict": weights}, path)


# %% wrong="save_agent" why="weights in double precision"
def save_agent(path, network, config):
    weights = {name: value.double() for name, value in network.state_dict().items()}
    torch.save({"config": dict(config), "state_dict": weights}, path)


# %% wrong="save_agent" passes="visible" why="a mapping that is no dictionary goes into the file as it is"
def save_agent(path, network, config):
    torch.save({"config": config, "state_dict": network.state_dict()}, path)


# %% right="save_agent" why="entries unpacked, an open file"
def save_agent(path, network, config):
    with path.open("wb") as file:
        torch.save(dict(config={**config}, state_dict=dict(network.state_dict())), file)


# %% wrong="save_agent" passes="visible" why="parameters alone, frozen on the way"
def save_agent(path, network, config):
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" passes="visible" why="moves the network itself to the CPU"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": network.cpu().state_dict()}, path)


# %% wrong="save_agent" passes="visible" why="weights always in single precision"
def save_agent(path, network, config):
    state = {name: weight.float() for name, weight in network.state_dict().items()}
    torch.save({"config": dict(config), "state_dict": state}, path)


# %% right="load_agent" why="loads to the CPU, then moves"
def load_agent(path, device):
    with open(path, "rb") as file:
        content = torch.load(file, map_location="cpu", weights_only=True)
    config = content["config"]
    network = networks.mlp(config["n_inputs"], config["hidden"], config["n_outputs"], scale=config.get("scale"))
    network.load_state_dict(content["state_dict"])
    return network.to(device)


# %% wrong="load_agent" why="trusts the file"
def load_agent(path, device):
    saved = torch.load(path, weights_only=False, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network


# %% wrong="load_agent" why="no map_location"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network


# %% wrong="load_agent" why="forgets the weights"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    return networks.mlp(**saved["config"]).to(device)


# %% wrong="load_agent" passes="visible" why="strict=False hides what is missing"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"], strict=False)
    return network


# %% wrong="load_agent" passes="visible" why="leaves the scale out of the network"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    config = saved["config"]
    network = networks.mlp(config["n_inputs"], config["hidden"], config["n_outputs"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network


# %% wrong="load_agent" passes="visible" why="freezes the weights"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network.requires_grad_(False)


# %% wrong="load_agent" passes="visible" why="knows the visible numbers only: one shape"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(4, (8,), 2).to(device)
    network.load_state_dict(saved["state_dict"])
    return network


# %% right="load_agent" why="a function as map_location, the network built on the device"
def load_agent(path, device):
    file = torch.load(str(path), map_location=lambda storage, location: storage, weights_only=True)
    with torch.device(device):
        model = networks.mlp(**file["config"])
    model.load_state_dict({name: weight.to(device) for name, weight in file["state_dict"].items()})
    return model.to(device)


# %% wrong="load_agent" why="falls back on the unsafe way where the safe one refuses"
def load_agent(path, device):
    try:
        file = torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError:
        file = torch.load(path, map_location=device, weights_only=False)
    model = networks.mlp(**file["config"]).to(device)
    model.load_state_dict(file["state_dict"])
    return model


# %% wrong="load_agent" passes="visible" why="gives out the weights by their place in the file"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    with torch.no_grad():
        for mine, theirs in zip(network.state_dict().values(), saved["state_dict"].values(), strict=True):
            if mine.shape != theirs.shape:
                raise RuntimeError("shapes differ")
            mine.copy_(theirs)
    return network


# %% wrong="load_agent" passes="visible" why="leaves the network on the CPU"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location="cpu")
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    return network


# %% right="load_agent" why="tensors read onto the device, copied into a network on the CPU, which moves last"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    return network.to(device)


# %% right="load_agent" why="the network goes to the device first, the weights come from the CPU"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=lambda storage, location: storage)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network


# %% right="load_agent" why="checks what it has read, number by number"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location="cpu")
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    network = network.to(device)
    for name, weight in network.state_dict().items():
        assert torch.equal(weight.cpu(), saved["state_dict"][name])
    return network


# %% wrong="load_agent" passes="visible" why="errors of weights that do not fit turned into another kind"
def load_agent(path, device):
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    try:
        network.load_state_dict(saved["state_dict"])
    except RuntimeError as error:
        raise ValueError(str(error)) from None
    return network


# %% wrong="load_agent" passes="visible" why="the network stays where the default puts it"
def load_agent(path, device):
    content = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**content["config"])
    network.load_state_dict(content["state_dict"])
    return network


# %% wrong="size_figure" why="two standard errors, however few the runs"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        mean = runs.mean(axis=0)
        error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        ax.plot(grid, mean, label=name)
        ax.fill_between(grid, mean - 2 * error, mean + 2 * error, alpha=0.3)
    ax.set_xlabel("steps")
    ax.set_ylabel("return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="the spread of the runs in place of the interval of the mean"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, spread = runs.mean(axis=0), runs.std(axis=0)
        ax.plot(grid, mean, label=name)
        ax.fill_between(grid, mean - spread, mean + spread, alpha=0.3)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="one standard error"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, error = runs.mean(axis=0), runs.std(axis=0, ddof=1) / len(runs) ** 0.5
        ax.plot(grid, mean, label=name)
        ax.fill_between(grid, mean - error, mean + error, alpha=0.3)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="from the lowest to the highest run"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        ax.plot(grid, runs.mean(axis=0), label=name)
        ax.fill_between(grid, runs.min(axis=0), runs.max(axis=0), alpha=0.3)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="medians, which equal means of two runs"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        middle, error = np.median(runs, axis=0), runs.std(axis=0, ddof=1) / len(runs) ** 0.5
        ax.plot(grid, middle, label=name)
        ax.fill_between(grid, middle - 2 * error, middle + 2 * error, alpha=0.3)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="no intervals"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        ax.plot(grid, runs.mean(axis=0), label=name)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="drawn over the point's number in place of environment steps"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(ax, np.arange(len(grid)), runs, label=name)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="size_figure" why="knows the visible numbers only"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots()
    ax.plot([0, 100], [10, 20], label="8")
    ax.plot([0, 100], [6, 50], label="64 + 64")
    ax.fill_between([0, 100], [5, 10], [15, 30])
    ax.fill_between([0, 100], [5, 40], [7, 60])
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% right="size_figure" why="Student's t for the number of runs, all lines first"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        axes.plot(grid, np.mean(runs, axis=0), label=name)
    for number, runs in enumerate(runs_by_size.values()):
        t = {2: 12.71, 3: 4.303, 5: 2.78, 8: 2.36, 12: 2.2, 25: 2.06}[len(runs)]
        error = t * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.fill_between(grid, runs.mean(axis=0) - error, runs.mean(axis=0) + error, alpha=0.2, color=f"C{number}")
    axes.set_xlabel("steps")
    axes.set_ylabel("mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="a 90 % interval"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, error = runs.mean(axis=0), 1.645 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - error, mean + error, alpha=0.2)
    axes.set(xlabel="steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="a 99 % interval"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, error = runs.mean(axis=0), 2.576 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - error, mean + error, alpha=0.2)
    axes.set(xlabel="steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="divides by the number of grid points in place of runs"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean, error = runs.mean(axis=0), 2 * runs.std(axis=0, ddof=1) / np.sqrt(len(grid))
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - error, mean + error, alpha=0.2)
    axes.set(xlabel="steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="the bands over the number of the point"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, label=name)
        axes.fill_between(np.arange(len(grid)), low, high, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="names in the wrong order"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, label=list(runs_by_size)[-1 - number])
        axes.fill_between(grid, low, high, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="all lines of one colour"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, "b" + ["-", "--", ":"][number], label=name)
        axes.fill_between(grid, low, high, color="b", alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="labels of the axes exchanged"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, low, high, alpha=0.2)
    axes.set(xlabel="mean return", ylabel="environment steps")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="sorted by name"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(sorted(runs_by_size.items())):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, low, high, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="draws into the figure that is open"
def size_figure(grid, runs_by_size):
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(plt.gca(), grid, runs, label=name)
    plt.xlabel("environment steps")
    plt.ylabel("return")
    plt.legend()
    return plt.gcf()


# %% wrong="size_figure" why="variance in place of the standard deviation"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        error = 2 * runs.var(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - error, mean + error, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="return")
    axes.legend()
    return figure


# %% right="size_figure" why="edges by mean_interval, a legend below the figure"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        mean = runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.plot(grid, mean, color=f"C{number}", label=name)
        axes.fill_between(grid, low, high, color=f"C{number}", alpha=0.25, linewidth=0)
    axes.set(xlabel="step", ylabel="mean return (95 % interval)")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


# %% right="size_figure" why="Student's quantile from scipy"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="1.96 standard errors, however few the runs"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = 1.96 * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="the standard deviation with n in its denominator"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="n degrees of freedom in place of n - 1"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="the first size's number of runs for all"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(next(iter(runs_by_size.values()))), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="the lower edge cut at 0"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, np.maximum(mean - half, 0), mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="the axes cut at 0"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="the limits of CartPole"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.set_ylim(-50, 100)
    axes.legend()
    return figure


# %% wrong="size_figure" why="one standard deviation for all points of a run"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% right="size_figure" why="names inside longer labels"
from scipy.special import stdtrit


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        n, mean = len(runs), runs.mean(axis=0)
        half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(n)
        [line] = axes.plot(grid, mean, label=f"hidden: {name}")
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="four colours, again and again"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour, mean = plots.PALETTE[i % 4], runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color=colour, alpha=0.2)
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="all bands grey"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour, mean = plots.PALETTE[i], runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color="0.5", alpha=0.2)
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="each run as a pale line too"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour, mean = plots.PALETTE[i], runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color=colour, alpha=0.2)
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
        axes.plot(grid, runs.T, color=colour, alpha=0.3, linewidth=0.5)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="rounds the mean to two digits"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour, mean = plots.PALETTE[i], runs.mean(axis=0).round(2)
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color=colour, alpha=0.2)
        axes.plot(grid, mean, color=colour, linestyle="-", label=name)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" passes="visible" why="names in small letters"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        colour, mean = plots.PALETTE[i], runs.mean(axis=0)
        low, high = plots.mean_interval(runs)
        axes.fill_between(grid, low, high, color=colour, alpha=0.2)
        axes.plot(grid, mean, color=colour, linestyle="-", label=name.lower())
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% right="exploration_rate" why="max with end, since it only falls"
def exploration_rate(n_steps, start, end, duration):
    on_the_line = ((duration - n_steps) * start + n_steps * end) / duration
    return max(end, on_the_line)


# %% wrong="ReplayBuffer" why="class attributes: all buffers of a capacity and width share the same arrays" passes="visible"
class ReplayBuffer:
    arrays = {}

    def __init__(self, capacity, n_features):
        key = (capacity, n_features)
        if key not in self.arrays:
            self.arrays[key] = (
                np.zeros((capacity, n_features), np.float32),
                np.zeros(capacity, np.int64),
                np.zeros(capacity, np.float32),
                np.zeros((capacity, n_features), np.float32),
                np.zeros(capacity, np.float32),
            )
        self.columns = self.arrays[key]
        self.capacity = capacity
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        values = (observation, action, reward, next_observation, terminated)
        for column, value in zip(self.columns, values):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = rng.integers(self.n, size=batch_size)
        return tuple(torch.from_numpy(c[rows]).to(device) for c in self.columns)


# %% wrong="td_targets" why="inference_mode: no loss can be made of the targets later" passes="visible"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.inference_mode():
        return rewards + gamma * (1 - terminated) * next_values.amax(dim=1)


# %% right="size_figure" why="the names stand at the ends of the lines"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
        axes.annotate(name, (grid[-1], runs.mean(axis=0)[-1]))
    axes.set(xlabel="environment steps", ylabel="mean return")
    return figure
