# %% right="q_network" why="list of widths, zip of neighbours, last ReLU popped"
def q_network(n_features, n_actions, hidden):
    if any(width < 1 for width in hidden):
        raise ValueError(f"hidden widths must be at least 1, got {list(hidden)}")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers.append(nn.Linear(before, after))
        layers.append(nn.ReLU())
    layers.pop()
    return nn.Sequential(*layers)


# %% right="q_network" why="own nn.Module class with ModuleList and functional relu"
class MyQNet(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
        )

    def forward(self, x):
        *inner, last = self.layers
        for layer in inner:
            x = functional.relu(layer(x))
        return last(x)


def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    for h in hidden:
        if h <= 0:
            raise ValueError("a hidden layer needs at least one unit")
    return MyQNet([n_features] + list(hidden) + [n_actions])


# %% right="q_network" why="recursive: first layer, ReLU, then the rest network"
def q_network(n_features, n_actions, hidden):
    if len(hidden) == 0:
        return nn.Sequential(nn.Linear(n_features, n_actions))
    first, rest = hidden[0], hidden[1:]
    if first < 1:
        raise ValueError("width below 1")
    tail = q_network(first, n_actions, rest)
    return nn.Sequential(nn.Linear(n_features, first), nn.ReLU(), *tail)


# %% right="q_network" why="add_module with names, a running 'width so far', hand-written clamp as ReLU"
class Rectify(nn.Module):
    def forward(self, x):
        return x.clamp(min=0)


def q_network(n_features, n_actions, hidden):
    if hidden and min(hidden) < 1:
        raise ValueError("no layer without units")
    net = nn.Sequential()
    width_so_far = n_features
    for i, h in enumerate(hidden):
        net.add_module(f"linear{i}", nn.Linear(width_so_far, h))
        net.add_module(f"relu{i}", Rectify())
        width_so_far = h
    net.add_module("out", nn.Linear(width_so_far, n_actions))
    return net


# %% wrong="q_network" why="'hidden=() a single linear map': min() of an empty sequence raises ValueError"
def q_network(n_features, n_actions, hidden):
    if min(hidden) < 1:
        raise ValueError("widths must be at least 1")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'a width below 1: raise ValueError': only 0 is refused, a negative width gives another error or none"
def q_network(n_features, n_actions, hidden):
    if 0 in hidden:
        raise ValueError("a layer of no units")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'each network begins with random weights of its own': seeds the global generator, so every network is the same"
def q_network(n_features, n_actions, hidden):
    torch.manual_seed(0)
    if any(h < 1 for h in hidden):
        raise ValueError("width")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'nn.Linear layers' for each hidden width: layers of equal shape are one and the same module (shared weights)"
def q_network(n_features, n_actions, hidden):
    if any(h < 1 for h in hidden):
        raise ValueError("width")
    made = {}
    widths = [n_features, *hidden, n_actions]
    layers = []
    for pair in zip(widths[:-1], widths[1:]):
        if pair not in made:
            made[pair] = nn.Linear(*pair)
        layers += [made[pair], nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'any depth': only the first two hidden layers are built, further ones are ignored"
def q_network(n_features, n_actions, hidden):
    if any(h < 1 for h in hidden):
        raise ValueError("width")
    if len(hidden) == 0:
        return nn.Linear(n_features, n_actions)
    if len(hidden) == 1:
        return nn.Sequential(
            nn.Linear(n_features, hidden[0]), nn.ReLU(), nn.Linear(hidden[0], n_actions)
        )
    return nn.Sequential(
        nn.Linear(n_features, hidden[0]),
        nn.ReLU(),
        nn.Linear(hidden[0], hidden[1]),
        nn.ReLU(),
        nn.Linear(hidden[1], n_actions),
    )


# %% wrong="q_network" why="'a ReLU after each but the last': only the first hidden layer gets one"
def q_network(n_features, n_actions, hidden):
    if any(h < 1 for h in hidden):
        raise ValueError("width")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for i, (before, after) in enumerate(zip(widths[:-1], widths[1:])):
        layers.append(nn.Linear(before, after))
        if i == 0 and hidden:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


# %% wrong="q_network" why="changes the argument: pops and inserts in the list 'hidden' that was given"
def q_network(n_features, n_actions, hidden):
    if any(h < 1 for h in hidden):
        raise ValueError("width")
    widths = hidden if isinstance(hidden, list) else list(hidden)
    widths.insert(0, n_features)
    widths.append(n_actions)
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'a width below 1' is refused, but so is the width 1 (<= 1)"
def q_network(n_features, n_actions, hidden):
    for h in hidden:
        if h <= 1:
            raise ValueError("too narrow")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="q_network" why="'single linear map' for hidden=(): a default of 64 is put in when hidden is empty"
def q_network(n_features, n_actions, hidden):
    hidden = tuple(hidden) or (64,)
    if min(hidden) < 1:
        raise ValueError("width")
    widths = [n_features, *hidden, n_actions]
    layers = []
    for before, after in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% right="ReplayBuffer" why="five arrays, position and size, as in the hint"
class ReplayBuffer:
    def __init__(self, capacity: int, n_features: int) -> None:
        self.capacity = capacity
        self.observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.next_observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.terminated = np.zeros(capacity, dtype=np.float32)
        self.row = 0
        self.n = 0

    def __len__(self) -> int:
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.observations[i] = observation
        self.actions[i] = action
        self.rewards[i] = reward
        self.next_observations[i] = next_observation
        self.terminated[i] = terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("the buffer is empty")
        rows = rng.integers(self.n, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        return tuple(torch.from_numpy(c[rows]).to(device) for c in columns)


# %% right="ReplayBuffer" why="one structured NumPy array, counter of all additions"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        kind = np.dtype(
            [
                ("s", np.float32, (n_features,)),
                ("a", np.int64),
                ("r", np.float32),
                ("s2", np.float32, (n_features,)),
                ("d", np.float32),
            ]
        )
        self.table = np.zeros(capacity, dtype=kind)
        self.ever = 0

    def __len__(self):
        return min(self.ever, len(self.table))

    def add(self, observation, action, reward, next_observation, terminated):
        self.table[self.ever % len(self.table)] = (
            observation,
            action,
            reward,
            next_observation,
            terminated,
        )
        self.ever += 1

    def sample(self, batch_size, rng, device):
        if not self.ever:
            raise ValueError("nothing stored")
        picked = self.table[rng.choice(len(self), size=batch_size)]
        out = []
        for name in ("s", "a", "r", "s2", "d"):
            out.append(torch.from_numpy(np.ascontiguousarray(picked[name])).to(device))
        return tuple(out)


# %% right="ReplayBuffer" why="one float64 block for all columns, torch.tensor copies with dtype"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.k = n_features
        self.block = np.empty((capacity, 2 * n_features + 3))  # s, a, r, s', d
        self.cursor, self.filled = 0, 0

    def __len__(self):
        return self.filled

    def add(self, observation, action, reward, next_observation, terminated):
        k = self.k
        line = self.block[self.cursor]
        line[:k] = observation
        line[k] = action
        line[k + 1] = reward
        line[k + 2 : 2 * k + 2] = next_observation
        line[-1] = float(terminated)
        self.cursor += 1
        if self.cursor == self.block.shape[0]:
            self.cursor = 0
        if self.filled < self.block.shape[0]:
            self.filled += 1

    def sample(self, batch_size, rng, device):
        if self.filled < 1:
            raise ValueError("Cannot sample from an empty buffer.")
        k = self.k
        drawn = self.block[rng.integers(0, self.filled, batch_size)]
        f32 = dict(dtype=torch.float32, device=device)
        return (
            torch.tensor(drawn[:, :k], **f32),
            torch.tensor(drawn[:, k], dtype=torch.int64, device=device),
            torch.tensor(drawn[:, k + 1], **f32),
            torch.tensor(drawn[:, k + 2 : 2 * k + 2], **f32),
            torch.tensor(drawn[:, -1], **f32),
        )


# %% right="ReplayBuffer" why="itertools.cycle of rows, observations in one array [capacity, 2, n], bools kept as uint8"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.obs_pair = np.zeros((capacity, 2, n_features), np.float32)
        self.act = np.zeros(capacity, np.int64)
        self.rew = np.zeros(capacity, np.float64)
        self.done = np.zeros(capacity, np.uint8)
        self.next_row = itertools.cycle(range(capacity))
        self.count = 0

    def __len__(self):
        return self.count

    def add(self, observation, action, reward, next_observation, terminated):
        r = next(self.next_row)
        self.obs_pair[r, 0, :], self.obs_pair[r, 1, :] = observation, next_observation
        self.act[r], self.rew[r], self.done[r] = action, reward, bool(terminated)
        self.count = max(self.count, r + 1)

    def sample(self, batch_size, rng, device):
        if len(self) == 0:
            raise ValueError("empty")
        idx = (rng.random(batch_size) * self.count).astype(np.int64)
        before = torch.as_tensor(self.obs_pair[idx, 0], device=device)
        after = torch.as_tensor(self.obs_pair[idx, 1], device=device)
        a = torch.as_tensor(self.act[idx], device=device)
        r = torch.as_tensor(self.rew[idx].astype(np.float32), device=device)
        d = torch.as_tensor(self.done[idx].astype(np.float32), device=device)
        return before, a, r, after, d


# %% wrong="ReplayBuffer" why="'tensors which stay as they are whatever is added or drawn later': the batch arrays are reused by the next draw of the same size"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.columns = [
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.int64),
            np.zeros(capacity, np.float32),
            np.zeros((capacity, n_features), np.float32),
            np.zeros(capacity, np.float32),
        ]
        self.outs = {}
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, *transition):
        for column, value in zip(self.columns, transition):
            column[self.row] = value
        self.row = (self.row + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = rng.integers(self.n, size=batch_size)
        if batch_size not in self.outs:
            self.outs[batch_size] = [c[rows] for c in self.columns]
        outs = self.outs[batch_size]
        for column, out in zip(self.columns, outs):
            np.take(column, rows, axis=0, out=out)
        return tuple(torch.from_numpy(out).to(device) for out in outs)


# %% wrong="ReplayBuffer" why="'the generator moves on': draws from a copy, so that the same generator gives the same batch again"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r = np.zeros(capacity, np.float32)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.d = np.zeros(capacity, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i] = observation, action, reward
        self.s2[i], self.d[i] = next_observation, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = copy.deepcopy(rng).integers(self.n, size=batch_size)
        return tuple(
            torch.from_numpy(c[rows]).to(device)
            for c in (self.s, self.a, self.r, self.s2, self.d)
        )


# %% wrong="ReplayBuffer" why="'by the generator that it is given': draws with numpy's global generator"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r = np.zeros(capacity, np.float32)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.d = np.zeros(capacity, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i] = observation, action, reward
        self.s2[i], self.d[i] = next_observation, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = np.random.randint(self.n, size=batch_size)
        return tuple(
            torch.from_numpy(c[rows]).to(device)
            for c in (self.s, self.a, self.r, self.s2, self.d)
        )


# %% wrong="ReplayBuffer" why="'with replacement': a shuffled tour through the rows, so no row comes twice before all came once"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r = np.zeros(capacity, np.float32)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.d = np.zeros(capacity, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i] = observation, action, reward
        self.s2[i], self.d[i] = next_observation, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rounds = -(-batch_size // self.n)
        rows = np.concatenate([rng.permutation(self.n) for _ in range(rounds)])
        rows = rows[:batch_size]
        return tuple(
            torch.from_numpy(c[rows]).to(device)
            for c in (self.s, self.a, self.r, self.s2, self.d)
        )


# %% wrong="ReplayBuffer" why="actions kept as int8: an action number above 127 overflows (int64 actions are asked for)"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int8)
        self.r = np.zeros(capacity, np.float32)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.d = np.zeros(capacity, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i] = observation, action, reward
        self.s2[i], self.d[i] = next_observation, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = rng.integers(self.n, size=batch_size)
        s, a, r, s2, d = (
            torch.from_numpy(c[rows]).to(device)
            for c in (self.s, self.a, self.r, self.s2, self.d)
        )
        return s, a.long(), r, s2, d


# %% wrong="ReplayBuffer" why="rewards kept in an integer array: a reward of 0.5 becomes 0 (float32 rewards)"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.numbers = np.zeros((capacity, 3), np.int64)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.s2[i] = observation, next_observation
        self.numbers[i] = action, reward, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        rows = rng.integers(self.n, size=batch_size)
        a, r, d = torch.from_numpy(self.numbers[rows]).to(device).unbind(1)
        s = torch.from_numpy(self.s[rows]).to(device)
        s2 = torch.from_numpy(self.s2[rows]).to(device)
        return s, a, r.float(), s2, d.float()


# %% wrong="ReplayBuffer" why="'preallocate; add allocates nothing' and 'store a copy': a deque of tuples keeps the caller's arrays"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.memory = deque(maxlen=capacity)

    def __len__(self):
        return len(self.memory)

    def add(self, observation, action, reward, next_observation, terminated):
        self.memory.append((observation, action, reward, next_observation, terminated))

    def sample(self, batch_size, rng, device):
        if not self.memory:
            raise ValueError("empty")
        rows = rng.integers(len(self.memory), size=batch_size)
        s, a, r, s2, d = zip(*[self.memory[i] for i in rows])
        return (
            torch.tensor(np.array(s), dtype=torch.float32, device=device),
            torch.tensor(a, dtype=torch.int64, device=device),
            torch.tensor(r, dtype=torch.float32, device=device),
            torch.tensor(np.array(s2), dtype=torch.float32, device=device),
            torch.tensor(d, dtype=torch.float32, device=device),
        )


# %% wrong="ReplayBuffer" why="all columns of a transition: the next observation is read from the following row's observation, which is wrong where an episode ended"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity + 1, n_features), np.float32)
        self.a = np.zeros(capacity + 1, np.int64)
        self.r = np.zeros(capacity + 1, np.float32)
        self.d = np.zeros(capacity + 1, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i], self.d[i] = observation, action, reward, terminated
        self.row = (i + 1) % (self.capacity + 1)
        self.s[self.row] = next_observation
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n == 0:
            raise ValueError("empty")
        total = self.capacity + 1
        rows = (self.row - 1 - rng.integers(self.n, size=batch_size)) % total
        s2 = self.s[(rows + 1) % total]
        columns = (self.s[rows], self.a[rows], self.r[rows], s2, self.d[rows])
        return tuple(torch.from_numpy(c).to(device) for c in columns)


# %% wrong="ReplayBuffer" why="'a batch may be larger than what is stored': raises a ValueError for it"
class ReplayBuffer:
    def __init__(self, capacity, n_features):
        self.capacity = capacity
        self.s = np.zeros((capacity, n_features), np.float32)
        self.a = np.zeros(capacity, np.int64)
        self.r = np.zeros(capacity, np.float32)
        self.s2 = np.zeros((capacity, n_features), np.float32)
        self.d = np.zeros(capacity, np.float32)
        self.row = self.n = 0

    def __len__(self):
        return self.n

    def add(self, observation, action, reward, next_observation, terminated):
        i = self.row
        self.s[i], self.a[i], self.r[i] = observation, action, reward
        self.s2[i], self.d[i] = next_observation, terminated
        self.row = (i + 1) % self.capacity
        self.n = min(self.n + 1, self.capacity)

    def sample(self, batch_size, rng, device):
        if self.n < batch_size:
            raise ValueError("not enough transitions")
        rows = rng.integers(self.n, size=batch_size)
        return tuple(
            torch.from_numpy(c[rows]).to(device)
            for c in (self.s, self.a, self.r, self.s2, self.d)
        )


# %% wrong="ReplayBuffer" why="class attributes: all buffers of a capacity and width share the same arrays"
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


# %% right="exploration_rate" why="fraction with min"
def exploration_rate(n_steps, start, end, duration):
    fraction = min(n_steps / duration, 1.0)
    return start + fraction * (end - start)


# %% right="exploration_rate" why="np.interp, which is flat outside"
def exploration_rate(n_steps, start, end, duration):
    return float(np.interp(n_steps, [0, duration], [start, end]))


# %% right="exploration_rate" why="early return, then slope"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    if n_steps >= duration:
        return end
    slope = (start - end) / duration
    return start - slope * n_steps


# %% right="exploration_rate" why="max with end, since it only falls"
def exploration_rate(n_steps, start, end, duration):
    on_the_line = ((duration - n_steps) * start + n_steps * end) / duration
    return max(end, on_the_line)


# %% wrong="exploration_rate" why="'on a straight line from start to end': rounds to two decimals (fits the example)"
def exploration_rate(n_steps, start, end, duration):
    return round(start + min(n_steps / duration, 1.0) * (end - start), 2)


# %% wrong="exploration_rate" why="the argument start is ignored: 1.0 is written in"
def exploration_rate(n_steps, start, end, duration):
    fraction = min(1.0, n_steps / duration)
    return 1.0 - fraction * (1.0 - end)


# %% wrong="exploration_rate" why="the argument duration is ignored: a slope of 100 steps fits the example"
def exploration_rate(n_steps, start, end, duration):
    fraction = min(n_steps / 100, 1.0)
    return start + fraction * (end - start)


# %% wrong="exploration_rate" why="'to end, and stays there': the floor is 0.1 whatever end is"
def exploration_rate(n_steps, start, end, duration):
    return max(0.1, start - n_steps * (start - end) / duration)


# %% wrong="exploration_rate" why="'from start at step 0': a duration of 1 is treated as no slope, so step 0 already gives end"
def exploration_rate(n_steps, start, end, duration):
    if duration <= 1:
        return end
    fraction = min(n_steps / duration, 1.0)
    return start + fraction * (end - start)


# %% wrong="exploration_rate" why="percent steps: the line is a staircase of 100 stairs, right only for durations up to 100"
def exploration_rate(n_steps, start, end, duration):
    percent = min(100 * n_steps // duration, 100)
    return start + percent / 100 * (end - start)


# %% wrong="exploration_rate" why="'value from step duration on, at most start' may be 0: `end or 0.05` replaces an end of 0"
def exploration_rate(n_steps, start, end, duration):
    end = end or 0.05
    return start + min(1.0, n_steps / duration) * (end - start)


# %% wrong="exploration_rate" why="straight line and then flat: falls exponentially instead"
def exploration_rate(n_steps, start, end, duration):
    return end + (start - end) * float(np.exp(-n_steps / duration))


# %% right="td_targets" why="amax and detach, the formula"
def td_targets(rewards, next_values, terminated, gamma):
    best = next_values.detach().amax(dim=1)
    return rewards + gamma * (1 - terminated) * best


# %% right="td_targets" why="no_grad block, max().values, torch.where"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.no_grad():
        best, _ = next_values.max(dim=1)
        future = torch.where(terminated > 0.5, torch.zeros_like(best), best)
        return rewards + gamma * future


# %% right="td_targets" why="decorated helper, masked_fill, torch.add with alpha"
@torch.no_grad()
def _look_one_step_ahead(q, over):
    return q.topk(1, dim=-1).values.reshape(-1).masked_fill(over.bool(), 0.0)


def td_targets(rewards, next_values, terminated, gamma):
    return torch.add(rewards, _look_one_step_ahead(next_values, terminated), alpha=gamma)


# %% right="td_targets" why="clumsy loop over rows, into a new tensor"
def td_targets(rewards, next_values, terminated, gamma):
    answer = torch.empty_like(rewards)
    for i in range(len(rewards)):
        y = rewards[i].item()
        if terminated[i].item() == 0:
            y += gamma * max(next_values[i].tolist())
        answer[i] = y
    return answer


# %% wrong="td_targets" why="changes an argument: detach_() takes the gradient away from next_values itself"
def td_targets(rewards, next_values, terminated, gamma):
    best = next_values.detach_().amax(dim=1)
    return rewards + gamma * (1 - terminated) * best


# %% wrong="td_targets" why="'estimates may exceed it: do not clip them': clamps at 1 / (1 - gamma)"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.no_grad():
        y = rewards + gamma * (1 - terminated) * next_values.amax(dim=1)
        return y.clamp(max=100.0)


# %% wrong="td_targets" why="changes an argument in place: values of terminal rows are set to 0 through the detached view"
def td_targets(rewards, next_values, terminated, gamma):
    values = next_values.detach()
    values[terminated.bool()] = 0.0
    return rewards + gamma * values.amax(dim=1)


# %% wrong="td_targets" why="inference_mode: no loss can be made of the targets later"
def td_targets(rewards, next_values, terminated, gamma):
    with torch.inference_mode():
        return rewards + gamma * (1 - terminated) * next_values.amax(dim=1)


# %% wrong="td_targets" why="'must not require a gradient, even where next_values does': nothing is detached"
def td_targets(rewards, next_values, terminated, gamma):
    y = rewards + gamma * (1 - terminated) * next_values.amax(dim=1)
    return y


# %% wrong="td_targets" why="max over a': takes only two actions into account (left and right)"
def td_targets(rewards, next_values, terminated, gamma):
    values = next_values.detach()
    best = torch.maximum(values[:, 0], values[:, min(1, values.shape[1] - 1)])
    return rewards + gamma * (1 - terminated) * best


# %% wrong="td_targets" why="float32 is asked for: gamma as a float64 array makes float64 targets by way of numpy, and they come back on the CPU"
def td_targets(rewards, next_values, terminated, gamma):
    r, d = rewards.cpu().numpy(), terminated.cpu().numpy()
    q = next_values.detach().cpu().numpy()
    y = [float(a) + gamma * (1 - float(b)) * float(c.max()) for a, b, c in zip(r, d, q)]
    return torch.from_numpy(np.array(y))


# %% wrong="td_targets" why="changes an argument: adds the future to rewards in place and returns it when nothing is terminal"
def td_targets(rewards, next_values, terminated, gamma):
    future = gamma * next_values.detach().amax(dim=1)
    if terminated.any():
        return rewards + future * (1 - terminated)
    return rewards.add_(future)


# %% wrong="td_targets" why="gamma in [0, 1] may be 0: `gamma or 0.99` takes the usual discount then"
def td_targets(rewards, next_values, terminated, gamma):
    discount = gamma or 0.99
    return rewards + discount * (1 - terminated) * next_values.amax(dim=1).detach()


# %% right="dqn_update" why="gather and squeeze, smooth_l1_loss, zero_grad, backward, step"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="dqn_update" why="fancy indexing with arange, HuberLoss module"
def dqn_update(network, optimiser, observations, actions, targets):
    optimiser.zero_grad()
    q = network(observations)
    rows = torch.arange(len(actions), device=actions.device)
    taken = q[rows, actions]
    criterion = nn.HuberLoss(reduction="mean", delta=1.0)
    loss = criterion(taken, targets)
    loss.backward()
    optimiser.step()
    return float(loss.detach())


# %% right="dqn_update" why="Huber written by hand with where, one-hot mask picks the values"
def huber_by_hand(e):
    size = e.abs()
    return torch.where(size <= 1, 0.5 * e**2, size - 0.5)


def dqn_update(network, optimiser, observations, actions, targets):
    all_values = network(observations)
    mask = functional.one_hot(actions, num_classes=all_values.shape[1]).bool()
    own = all_values[mask]
    mean_loss = huber_by_hand(own - targets).mean()
    optimiser.zero_grad()
    mean_loss.backward()
    optimiser.step()
    return mean_loss.item()


# %% right="dqn_update" why="closure given to the optimiser's step"
def dqn_update(network, optimiser, observations, actions, targets):
    def closure():
        optimiser.zero_grad()
        q = torch.take_along_dim(network(observations), actions[:, None], dim=1)
        value = functional.smooth_l1_loss(q, targets[:, None])
        value.backward()
        return value

    return float(optimiser.step(closure))


# %% wrong="dqn_update" why="'its mode stays': switches the network to training mode"
def dqn_update(network, optimiser, observations, actions, targets):
    network.train()
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="'nothing is clipped here': gradients are clipped by value at 10"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(network.parameters(), 10.0)
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="'nothing is clipped here': targets are clamped to 100"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets.clamp(-100.0, 100.0))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="'the loss, as it was before the step': computed again after it"
def dqn_update(network, optimiser, observations, actions, targets):
    def compute():
        values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
        return functional.smooth_l1_loss(values, targets)

    optimiser.zero_grad()
    compute().backward()
    optimiser.step()
    with torch.no_grad():
        return compute().item()


# %% wrong="dqn_update" why="each row's own action: actions above 2 are taken for action 2"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations)
    chosen = actions.clamp(max=min(2, q.shape[1] - 1))
    values = q[torch.arange(len(q), device=q.device), chosen]
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="no squeeze: [batch, 1] against [batch] compares each value with every target"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1))
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="dqn_update" why="'averaged over the batch': the gradient comes from the sum, only the returned number is the mean"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets, reduction="sum")
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item() / len(targets)


# %% wrong="dqn_update" why="'let the optimiser take one step': the weights are moved by hand and the optimiser's kind (Adam, weight decay) is ignored, only lr and momentum are used"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    group = optimiser.param_groups[0]
    with torch.no_grad():
        for p in network.parameters():
            if p.grad is None:
                continue
            state = optimiser.state[p]
            speed = state.get("speed", torch.zeros_like(p))
            speed = group.get("momentum", 0.0) * speed + p.grad
            state["speed"] = speed
            p -= group["lr"] * speed
    return loss.item()


# %% wrong="dqn_update" why="forgets old gradients only after the step and not before the backward pass"
def dqn_update(network, optimiser, observations, actions, targets):
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = functional.smooth_l1_loss(values, targets)
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    return loss.item()


# %% wrong="dqn_update" why="changes an argument: the targets get another shape in place, and are left so"
def dqn_update(network, optimiser, observations, actions, targets):
    q = network(observations).gather(1, actions.reshape(-1, 1))
    loss = functional.smooth_l1_loss(q, targets.resize_(len(q), 1))
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% right="train_agent" why="plain for loop"
def train_agent(env, agent, steps, seed):
    returns = []
    total = 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, next_observation, terminated)
        agent.learn()
        total += float(reward)
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
        else:
            observation = next_observation
    return returns


# %% right="train_agent" why="lazy reset at the start of a step that needs one"
def train_agent(env, agent, steps, seed):
    finished: list[float] = []
    obs = None
    seed_for_reset = seed
    so_far = []
    for number in steps:
        if obs is None:
            obs, _info = env.reset(seed=seed_for_reset)
            seed_for_reset = None
        a = agent.act(obs, number)
        obs2, r, term, trunc, _info = env.step(a)
        so_far.append(float(r))
        agent.remember(obs, a, float(r), obs2, bool(term))
        agent.learn()
        obs = obs2
        if term or trunc:
            finished.append(float(sum(so_far)))
            so_far, obs = [], None
    return finished


# %% right="train_agent" why="a generator of (reward, over) pairs, summed outside"
def _walk(env, agent, steps, seed):
    here, _ = env.reset(seed=seed)
    for t in steps:
        chosen = agent.act(here, t)
        there, gain, dead, cut, _ = env.step(chosen)
        agent.remember(here, chosen, float(gain), there, dead)
        agent.learn()
        over = dead or cut
        here = env.reset()[0] if over else there
        yield float(gain), over


def train_agent(env, agent, steps, seed):
    results, purse = [], 0.0
    for gain, over in _walk(env, agent, steps, seed):
        purse += gain
        if over:
            results.append(purse)
            purse = 0.0
    return results


# %% right="train_agent" why="while True with next and StopIteration; list of partial sums whose last one is dropped"
def train_agent(env, agent, steps, seed):
    numbers = iter(steps)
    sums = [0.0]
    state, _ = env.reset(seed=seed)
    while True:
        try:
            number = next(numbers)
        except StopIteration:
            break
        action = agent.act(state, number)
        result = env.step(action)
        agent.remember(state, action, float(result[1]), result[0], result[2])
        agent.learn()
        sums[-1] += float(result[1])
        if any(result[2:4]):
            sums.append(0.0)
            state = env.reset()[0]
        else:
            state = result[0]
    return sums[:-1]


# %% wrong="train_agent" why="'stays true when truncated is true as well': remembers terminated and not truncated"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated and not truncated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'ask steps for each number only when its step is due': makes a list of all numbers first"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in list(steps):
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'ask only when due': looks one number ahead to know whether it is the last"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    numbers = iter(steps)
    n = next(numbers, None)
    while n is not None:
        following = next(numbers, None)
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            if following is not None:
                observation, _ = env.reset()
        n = following
    return returns


# %% wrong="train_agent" why="'of nothing else': seeds the action space and torch and numpy's global generators too"
def train_agent(env, agent, steps, seed):
    np.random.seed(seed)
    torch.manual_seed(seed)
    env.action_space.seed(seed)
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'when an episode ends, for either reason or for both at once': xor, an end of both kinds is overlooked"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated != truncated:
            returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'the observation to act on next is the one that reset gave': the last one of the old episode is kept"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            env.reset()
        observation = after
    return returns


# %% wrong="train_agent" why="'list of the finished episodes' returns': an episode that finishes with a return of 0 is left out"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total += float(reward)
        observation = after
        if terminated or truncated:
            if total:
                returns.append(total)
            total = 0.0
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'plain numbers': sums are numpy float32 where the environment's rewards are"
def train_agent(env, agent, steps, seed):
    returns, total = [], np.float32(0)
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        total = total + reward
        observation = after
        if terminated or truncated:
            returns.append(total)
            total = np.float32(0)
            observation, _ = env.reset()
    return returns


# %% wrong="train_agent" why="'remember before you replace it' / 'seen next in the same episode': on an end the next observation remembered is the reset's (truncated episodes only)"
def train_agent(env, agent, steps, seed):
    returns, total = [], 0.0
    observation, _ = env.reset(seed=seed)
    for n in steps:
        action = agent.act(observation, n)
        after, reward, terminated, truncated, _ = env.step(action)
        total += float(reward)
        if terminated or truncated:
            returns.append(total)
            total = 0.0
        if truncated:
            after, _ = env.reset()
        agent.remember(observation, action, reward, after, terminated)
        agent.learn()
        observation = after
        if terminated and not truncated:
            observation, _ = env.reset()
    return returns


# %% right="plot_returns" why="as in the hint, pale thin line and moving_average"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="return of an episode")
    axes.plot(
        plots.moving_average(episode_returns, window),
        linewidth=2.0,
        label=f"mean of the last {window}",
    )
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="plot_returns" why="pyplot state machine with explicit x and own running mean by slices"
def _smooth(xs, k):
    out = []
    for i in range(len(xs)):
        piece = xs[max(0, i + 1 - k) : i + 1]
        out.append(sum(piece) / len(piece))
    return out


def plot_returns(episode_returns, window):
    fig = plt.figure()
    xs = list(range(len(episode_returns)))
    plt.plot(xs, list(episode_returns), color="lightgray", lw=0.8, label="returns")
    plt.plot(
        xs, _smooth(list(episode_returns), window), color="navy", lw=2.5, label="running average"
    )
    plt.xlabel("Episode number")
    plt.ylabel("Undiscounted return")
    plt.legend(loc="best")
    return fig


# %% right="plot_returns" why="drawn in the other order but with zorder, title, figsize"
def plot_returns(episode_returns, window):
    number = np.arange(len(episode_returns))
    mean = plots.moving_average(episode_returns, window)
    fig, ax = plt.subplots(figsize=(7, 4))
    colour = plots.PALETTE[0]
    ax.plot(number, mean, color=plots.PALETTE[1], lw=2.2, ls="-", zorder=5, label="moving average")
    ax.plot(number, episode_returns, color=colour, lw=0.7, ls="-", alpha=0.35, zorder=2, label="each episode")
    ax.set_xlabel("episode")
    ax.set_ylabel("return (sum of rewards)")
    ax.legend(loc="upper left")
    ax.set_title("Training")
    return fig


# %% right="plot_returns" why="cumulative sums for the mean, one plot call after another, labels set later on the lines"
def plot_returns(episode_returns, window):
    y = np.asarray(episode_returns, dtype=float)
    n = len(y)
    c = np.concatenate([[0.0], np.cumsum(y)])
    right = np.arange(1, n + 1)
    left = np.maximum(0, right - window)
    smooth = (c[right] - c[left]) / (right - left)
    figure, axes = plt.subplots()
    (thin,) = axes.plot(np.arange(n), y, "-", color="#9ecae1", linewidth=0.5)
    (thick,) = axes.plot(np.arange(n), smooth, "-", color="#08306b", linewidth=2)
    thin.set_label("raw returns")
    thick.set_label(f"running mean (window {window})")
    axes.set_xlabel("episode number")
    axes.set_ylabel("return per episode")
    axes.legend(handles=[thin, thick])
    return figure


# %% wrong="plot_returns" why="'if a label mentions the window, it gives the right number': says 20 whatever the window"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="mean of the last 20")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'returns may be negative too, nothing may be cut off': the y axis begins at 0"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'returns may be of any size': the y axis ends at CartPole's 500"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return", ylim=(min(0, *episode_returns, -1) - 5, 510))
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'on top of it, so that it stands out': the mean lies under the raw returns (zorder)"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns", zorder=3)
    axes.plot(
        plots.moving_average(episode_returns, window), linewidth=2, label="running mean", zorder=1
    )
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'label both axes': the y axis has no label"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="running mean")
    axes.set(xlabel="episode", title="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'mean of the last window returns': the window is never larger than 3"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, min(window, 3)), linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'a thin pale line': raw returns thick and dark, the mean thin and pale on top"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=3, color="black", label="returns")
    axes.plot(
        plots.moving_average(episode_returns, window),
        linewidth=0.5,
        color="lightgray",
        label="running mean",
    )
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="'both lines in a legend': labels are given but no legend is drawn"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    return figure


# %% wrong="plot_returns" why="'a new figure': always draws into figure number 1, cleared"
def plot_returns(episode_returns, window):
    figure = plt.figure(1)
    figure.clf()
    axes = figure.add_subplot()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="plot_returns" why="axis labels exchanged: 'return' along x and 'episode' along y"
def plot_returns(episode_returns, window):
    figure, axes = plt.subplots()
    axes.plot(episode_returns, linewidth=0.6, alpha=0.4, label="returns")
    axes.plot(plots.moving_average(episode_returns, window), linewidth=2, label="running mean")
    axes.set(xlabel="return", ylabel="episode")
    axes.legend()
    return figure


# %% right="save_agent" why="one call of torch.save"
def save_agent(path, network, config):
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% right="save_agent" why="open file, old one removed first, loop copies the config"
def save_agent(path, network, config):
    plain = {}
    for key in config:
        plain[key] = config[key]
    path.unlink(missing_ok=True)
    with open(path, "wb") as file:
        torch.save(dict(config=plain, state_dict=network.state_dict()), file)


# %% right="save_agent" why="into memory first, then write_bytes; weights cloned"
def save_agent(path, network, config):
    import io

    weights = {name: w.detach().clone() for name, w in network.state_dict().items()}
    memory = io.BytesIO()
    torch.save({"config": {**config}, "state_dict": weights}, memory)
    Path(path).write_bytes(memory.getvalue())


# %% right="save_agent" why="temporary file beside it, then replace"
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    content = {
        "config": {key: value for key, value in config.items()},
        "state_dict": copy.deepcopy(network.state_dict()),
    }
    beside = path.with_name(path.name + ".part")
    torch.save(content, beside)
    beside.replace(path)


# %% wrong="save_agent" why="'config may come as any mapping: the file gets a plain dictionary': stores the mapping as it is"
def save_agent(path, network, config):
    torch.save({"config": config, "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="'what network.state_dict() gives': only parameters are saved, buffers (the scale) are missing"
def save_agent(path, network, config):
    weights = {name: p.detach() for name, p in network.named_parameters()}
    torch.save({"config": dict(config), "state_dict": weights}, path)


# %% wrong="save_agent" why="'if there is a file at the path already, it is replaced': leaves the old file alone"
def save_agent(path, network, config):
    if path.exists():
        return
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="'it is not changed': the network is left in evaluation mode and without gradients"
def save_agent(path, network, config):
    network.eval()
    network.requires_grad_(False)
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="'config holds the arguments of networks.mlp': only three of them are kept, scale is dropped"
def save_agent(path, network, config):
    plain = {key: config[key] for key in ("n_inputs", "hidden", "n_outputs")}
    torch.save({"config": plain, "state_dict": network.state_dict()}, path)


# %% wrong="save_agent" why="'the file to write' is the path that is given: puts the suffix .pt in place of any other"
def save_agent(path, network, config):
    content = {"config": dict(config), "state_dict": network.state_dict()}
    torch.save(content, path.with_suffix(".pt"))


# %% wrong="save_agent" why="config 'as it was given': falsy entries such as hidden=() are left out"
def save_agent(path, network, config):
    plain = {key: value for key, value in config.items() if value}
    torch.save({"config": plain, "state_dict": network.state_dict()}, path)


# %% right="load_agent" why="load, build, load_state_dict, to(device)"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    return network.to(device)


# %% right="load_agent" why="everything to the CPU first, file opened by hand"
def load_agent(path, device):
    with path.open("rb") as file:
        content = torch.load(file, weights_only=True, map_location="cpu")
    config, state = content["config"], content["state_dict"]
    net = networks.mlp(**config)
    net.load_state_dict(state)
    net.to(device)
    return net


# %% right="load_agent" why="network moved before the weights are copied, map_location as a function"
def load_agent(path, device):
    found = torch.load(path, map_location=lambda storage, place: storage, weights_only=True)
    net = networks.mlp(**found["config"]).to(device)
    outcome = net.load_state_dict(found["state_dict"], strict=True)
    assert not outcome.missing_keys
    return net


# %% right="load_agent" why="copies by hand by name after checking names and shapes"
def load_agent(path, device):
    data = torch.load(str(path), map_location=torch.device("cpu"), weights_only=True)
    model = networks.mlp(**data["config"])
    mine, theirs = model.state_dict(), data["state_dict"]
    if set(mine) != set(theirs):
        raise RuntimeError(f"weights {sorted(theirs)} do not fit {sorted(mine)}")
    for key in mine:
        if mine[key].shape != theirs[key].shape:
            raise RuntimeError(f"{key}: {theirs[key].shape} is not {mine[key].shape}")
    with torch.no_grad():
        for key, place in mine.items():
            place.copy_(theirs[key])
    return model.to(device)


# %% wrong="load_agent" why="'a file in which weights are missing should be an error': strict=False"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"], strict=False)
    return network.to(device)


# %% wrong="load_agent" why="'by their names': weights are taken in the order of the file"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**saved["config"])
    names = list(network.state_dict())
    in_order = dict(zip(names, saved["state_dict"].values()))
    network.load_state_dict(in_order)
    return network.to(device)


# %% wrong="load_agent" why="'networks.mlp(**config)': the argument scale is left out"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    config = saved["config"]
    network = networks.mlp(config["n_inputs"], config["hidden"], config["n_outputs"])
    network.load_state_dict(saved["state_dict"])
    return network.to(device)


# %% wrong="load_agent" why="'return it on the device': stays on the CPU whatever device is asked for"
def load_agent(path, device):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    return network


# %% wrong="load_agent" why="reuse across calls: remembers the network of a path, so a file that was replaced is not read again"
_loaded_agents = {}


def load_agent(path, device):
    key = (Path(path).name, str(device))
    content = torch.load(path, map_location=device, weights_only=True)
    if key not in _loaded_agents:
        network = networks.mlp(**content["config"])
        network.load_state_dict(content["state_dict"])
        _loaded_agents[key] = network.to(device)
    return _loaded_agents[key]


# %% wrong="load_agent" why="RuntimeError for weights that do not fit: raised as ValueError"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**saved["config"])
    try:
        network.load_state_dict(saved["state_dict"])
    except RuntimeError as error:
        raise ValueError("the weights do not fit the configuration") from error
    return network.to(device)


# %% wrong="load_agent" why="weights that do not fit must be a RuntimeError: copy_ broadcasts a misfit silently, surplus weights are overlooked"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    network = networks.mlp(**saved["config"])
    with torch.no_grad():
        for name, place in network.state_dict().items():
            place.copy_(saved["state_dict"][name])
    return network.to(device)


# %% wrong="load_agent" why="the file was opened unsafely first: weights_only=False runs what the file says, and only then checks"
def load_agent(path, device):
    saved = torch.load(path, map_location=device, weights_only=False)
    for value in saved.values():
        if not isinstance(value, dict):
            raise pickle.UnpicklingError("something else is in the file")
    network = networks.mlp(**saved["config"])
    network.load_state_dict(saved["state_dict"])
    return network.to(device)


# %% right="size_figure" why="curve_with_interval in a loop"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% right="size_figure" why="mean_interval and fill_between by hand with the palette"
def size_figure(grid, runs_by_size):
    fig, ax = plt.subplots(figsize=(8, 4.5))
    for k, (size, runs) in enumerate(runs_by_size.items()):
        col = plots.PALETTE[k]
        low, high = plots.mean_interval(runs)
        ax.plot(grid, np.mean(runs, axis=0), color=col, linestyle="-", label=size)
        ax.fill_between(grid, low, high, color=col, alpha=0.25)
    ax.set_xlabel("environment steps")
    ax.set_ylabel("mean return")
    ax.legend(title="hidden units")
    return fig


# %% right="size_figure" why="scipy.stats t quantile, tab10 colours, bands first and lines after"
def size_figure(grid, runs_by_size):
    from scipy import stats

    figure = plt.figure()
    panel = figure.add_subplot(1, 1, 1)
    shades = plt.get_cmap("tab10").colors
    for shade, runs in zip(shades, runs_by_size.values()):
        n = runs.shape[0]
        middle = runs.mean(axis=0)
        half = stats.t.ppf(0.975, n - 1) * runs.std(axis=0, ddof=1) / n**0.5
        panel.fill_between(grid, middle - half, middle + half, facecolor=shade, alpha=0.2)
    for shade, (name, runs) in zip(shades, runs_by_size.items()):
        panel.plot(grid, runs.mean(axis=0), color=shade, linestyle="solid", label=f"{name}")
    panel.legend(loc="upper left")
    panel.set_xlabel("Environment steps")
    panel.set_ylabel("Mean return over seeds")
    return figure


# %% right="size_figure" why="t interval from scipy.stats.sem and t.interval, colour read from the drawn line"
def _edges(runs):
    from scipy import stats

    se = stats.sem(runs, axis=0)
    k = stats.t.isf(0.025, df=len(runs) - 1)
    m = np.average(runs, axis=0)
    return m - k * se, m, m + k * se


def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    axes.set_xlabel("environment steps")
    axes.set_ylabel("mean return of the last episodes")
    handles = []
    for size in runs_by_size:
        bottom, m, top = _edges(runs_by_size[size])
        [line] = axes.plot(grid, m, label=size)
        axes.fill_between(grid, bottom, top, color=line.get_color(), alpha=0.15, lw=0)
        handles.append(line)
    axes.legend(handles=handles)
    return figure


# %% wrong="size_figure" why="'n_runs may differ from size to size': the quantile is that of the first size's number of runs"
def size_figure(grid, runs_by_size):
    from scipy import stats

    n = len(next(iter(runs_by_size.values())))
    quantile = stats.t.ppf(0.975, n - 1)
    figure, axes = plt.subplots()
    for colour, (name, runs) in zip(plots.PALETTE, runs_by_size.items()):
        mean = runs.mean(axis=0)
        half = quantile * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(grid, mean, color=colour, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=colour, alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'a colour of its own', up to seven sizes: only four colours, which begin again"
def size_figure(grid, runs_by_size):
    colours = ["tab:blue", "tab:orange", "tab:green", "tab:red"]
    figure, axes = plt.subplots()
    for i, (name, runs) in enumerate(runs_by_size.items()):
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colours[i % 4])
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'no band may be cut off': 'of any size': the band's edges are clipped to -100 ... 500"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        low, high = plots.mean_interval(runs)
        [line] = axes.plot(grid, runs.mean(axis=0), label=name)
        axes.fill_between(grid, np.clip(low, -100, 500), np.clip(high, -100, 500), color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'no line and no band may be cut off': y axis ends just above the highest mean"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    means = np.concatenate([runs.mean(axis=0) for runs in runs_by_size.values()])
    axes.set_ylim(means.min() - 1, means.max() + 1)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'a band in the same colour': all bands are grey"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        low, high = plots.mean_interval(runs)
        axes.plot(grid, runs.mean(axis=0), label=name)
        axes.fill_between(grid, low, high, color="gray", alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'in the order that they are given': the sizes are sorted by name"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name in sorted(runs_by_size, key=lambda text: int(text.split()[0]) if text.split()[0].isdigit() else 0):
        plots.curve_with_interval(axes, grid, runs_by_size[name], label=name)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'by Student's t': 4.303 standard errors for every number of runs"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        mean = runs.mean(axis=0)
        half = 4.303 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        [line] = axes.plot(grid, mean, label=name)
        axes.fill_between(grid, mean - half, mean + half, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'label the axes: environment steps along x, mean return along y': the labels are exchanged"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
    axes.set(xlabel="mean return", ylabel="environment steps")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'the mean over its runs': draws the median for five runs and more"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        low, high = plots.mean_interval(runs)
        middle = np.median(runs, axis=0) if len(runs) >= 5 else runs.mean(axis=0)
        [line] = axes.plot(grid, middle, label=name)
        axes.fill_between(grid, low, high, color=line.get_color(), alpha=0.2)
    axes.set(xlabel="environment steps", ylabel="mean return")
    axes.legend()
    return figure


# %% wrong="size_figure" why="'label the lines in a legend': the names stand at the line ends as text, there is no legend"
def size_figure(grid, runs_by_size):
    figure, axes = plt.subplots()
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name)
        axes.annotate(name, (grid[-1], runs.mean(axis=0)[-1]))
    axes.set(xlabel="environment steps", ylabel="mean return")
    return figure
