# %% right="policy_network" why="nn.Sequential from a list, last layer kept in a variable"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for size in hidden:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% right="policy_network" why="class with ModuleList and functional relu, pairwise widths, .data scaled"
class _Model(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        for parameter in self.layers[-1].parameters():
            parameter.data *= 0.01

    def forward(self, x):
        *body, head = self.layers
        for layer in body:
            x = functional.relu(layer(x))
        return head(x)


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    return _Model([n_features, *hidden, n_actions])

# %% right="policy_network" why="orthogonal initialisation with gain 0.01 in the last layer, biases zero"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    def layer(n_in, n_out, gain):
        one = nn.Linear(n_in, n_out)
        nn.init.orthogonal_(one.weight, gain=gain)
        nn.init.zeros_(one.bias)
        return one

    widths = (n_features,) + tuple(hidden)
    network = nn.Sequential()
    for index, (n_in, n_out) in enumerate(zip(widths[:-1], widths[1:])):
        network.add_module(f"hidden{index}", layer(n_in, n_out, np.sqrt(2)))
        network.add_module(f"relu{index}", nn.ReLU())
    network.add_module("logits", layer(widths[-1], n_actions, 0.01))
    return network

# %% right="policy_network" why="built recursively: a nested Sequential, the empty case is the base case; weights scaled with copy_"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if not len(hidden):
        head = nn.Linear(n_features, n_actions)
        with torch.no_grad():
            for part in head.parameters():
                part.copy_(part / 100)
        return head
    return nn.Sequential(
        nn.Linear(n_features, hidden[0]),
        nn.ReLU(),
        policy_network(hidden[0], n_actions, hidden[1:]),
    )

# %% right="policy_network" why="body and head as two modules of a class, state dict changed and loaded again"
class PolicyNet(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        parts = []
        n_in = n_features
        for n_out in hidden:
            parts.append(nn.Linear(n_in, n_out))
            parts.append(nn.ReLU())
            n_in = n_out
        self.body = nn.Sequential(*parts)
        self.head = nn.Linear(n_in, n_actions)
        self.head.load_state_dict({name: 0.01 * value for name, value in self.head.state_dict().items()})

    def forward(self, observations: Tensor) -> Tensor:
        return self.head(self.body(observations))


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    return PolicyNet(n_features, n_actions, hidden)

# %% wrong="policy_network" why="multiplies the output by 0.01, not the weights and the bias of the last layer"
class _Scaled(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return 0.01 * self.body(x)


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    layers = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return _Scaled(nn.Sequential(*layers[:-1]))

# %% wrong="policy_network" why="scales every layer, the statement says of the last layer only"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(0.01)
    return network

# %% wrong="policy_network" why="only the weights of the last layer are multiplied; the statement says weights and bias"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for size in hidden:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="scales only where there are hidden layers; hidden=() gives a single linear layer, which is then the last one"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if not hidden:
        return nn.Linear(n_features, n_actions)
    layers: list[nn.Module] = []
    width = n_features
    for size in hidden:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="one ReLU only, after the first hidden layer: linear layers with a ReLU between them"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    if hidden:
        layers.insert(1, nn.ReLU())
    return nn.Sequential(*layers)

# %% wrong="policy_network" why="uses only the first and last hidden width as if there were one hidden layer; width of each hidden layer, first to last"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    width = hidden[0] if hidden else n_features
    body = [nn.Linear(n_features, width), nn.ReLU()] if hidden else []
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        for part in last.parameters():
            part.mul_(0.01)
    return nn.Sequential(*body, last)

# %% wrong="policy_network" why="a softmax at the end: the outputs are logits, not probabilities"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for size in hidden:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last, nn.Softmax(dim=1))

# %% wrong="policy_network" why="hidden=() crashes: hidden[0] is taken for granted, the statement allows empty for none"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = [nn.Linear(n_features, hidden[0]), nn.ReLU()]
    for a, b in zip(hidden[:-1], hidden[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    last = nn.Linear(hidden[-1], n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    layers.append(last)
    return nn.Sequential(*layers)

# %% wrong="policy_network" why="equal neighbouring widths share one layer object; one width for each hidden layer means a layer of its own"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden]
    made = {(a, b): nn.Linear(a, b) for a, b in itertools.pairwise(sizes)}
    layers: list[nn.Module] = []
    for pair in itertools.pairwise(sizes):
        layers += [made[pair], nn.ReLU()]
    last = nn.Linear(sizes[-1], n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% right="log_probabilities" why="log_softmax and gather, as in the hint"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return functional.log_softmax(logits, dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)

# %% right="log_probabilities" why="cross entropy without reduction, negated"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return -functional.cross_entropy(logits, actions, reduction="none")

# %% right="log_probabilities" why="torch.distributions"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    policy = torch.distributions.Categorical(logits=logits)
    return policy.log_prob(actions)

# %% right="log_probabilities" why="fancy indexing on the logits and logsumexp taken off"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    rows = torch.arange(logits.shape[0], device=logits.device)
    return logits[rows, actions] - torch.logsumexp(logits, dim=1)

# %% right="log_probabilities" why="take_along_dim on the log-softmax, flattened"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    _logs = logits.log_softmax(-1)
    return torch.take_along_dim(_logs, actions[:, None], dim=1).reshape(-1)

# %% wrong="log_probabilities" why="log of softmax: minus infinity where a probability is rounded to zero"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1).log()

# %% wrong="log_probabilities" why="a small number in the logarithm: -18 in place of -200"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    probabilities = logits.softmax(dim=1)
    chosen = probabilities[torch.arange(len(actions), device=logits.device), actions]
    return torch.log(chosen + 1e-8)

# %% wrong="log_probabilities" why="computed without gradients; gradients flow back to the logits"
@torch.no_grad()
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)

# %% wrong="log_probabilities" why="squeeze without an axis: a batch of one gives a scalar, not shape [batch]"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze()

# %% wrong="log_probabilities" why="the likeliest action's log-probability, not that of the action that was taken"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).max(dim=1).values

# %% wrong="log_probabilities" why="softmax over the batch, dim=0, in place of over the actions"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=0).gather(1, actions.unsqueeze(1)).squeeze(1)

# %% wrong="log_probabilities" why="knows two actions only: log-sigmoid of the difference, wrong for n_actions above 2"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    difference = logits[:, 1] - logits[:, 0]
    sign = 2.0 * actions.float() - 1.0
    return functional.logsigmoid(sign * difference)

# %% wrong="log_probabilities" why="the maximum is taken off by the whole batch's: exp underflows in rows far below it, so -inf or nan there although logits may be large"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    shifted = logits - logits.max()
    normaliser = shifted.exp().sum(dim=1).log()
    return shifted.gather(1, actions.unsqueeze(1)).squeeze(1) - normaliser

# %% wrong="log_probabilities" why="computed in double precision; float32 is promised"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.double().log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)

# %% wrong="log_probabilities" why="builds a new CPU tensor row by row: no gradient flows back, another device"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logs = logits.log_softmax(dim=1)
    return torch.tensor([float(row[action]) for row, action in zip(logs, actions)])

# %% right="returns_to_go" why="backward loop into an empty array, as in the hint"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.empty(len(rewards), dtype=np.float64)
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% right="returns_to_go" why="itertools.accumulate over the reversed rewards, then np.fromiter"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    backwards = itertools.accumulate(
        reversed(rewards), lambda following, reward: reward + gamma * following, initial=after
    )
    next(backwards)
    return np.fromiter(backwards, dtype=np.float64, count=len(rewards))[::-1].copy()

# %% right="returns_to_go" why="vectorised: convolution with the discounts, plus the discounted rest"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    n = len(rewards)
    if n == 0:
        return np.zeros(0)
    backwards = np.array(rewards, dtype=np.float64)[::-1]
    discounts = np.power(float(gamma), np.arange(n))
    sums = np.convolve(backwards, discounts)[:n]
    rest = after * np.power(float(gamma), np.arange(1, n + 1))
    return (sums + rest)[::-1]

# %% right="returns_to_go" why="a list that grows and is reversed at the end"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    found = [float(after)]
    for reward in rewards[::-1]:
        found.append(float(reward) + gamma * found[-1])
    return np.array(found[:0:-1], dtype=np.float64)

# %% right="returns_to_go" why="array one longer than the episode, whose last entry is what follows"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    T = len(rewards)
    G = np.zeros(T + 1)
    G[T] = after
    for t in range(T - 1, -1, -1):
        G[t] = rewards[t] + gamma * G[t + 1]
    return G[:-1]

# %% wrong="returns_to_go" why="takes the dtype of the rewards: whole-number rewards give whole numbers, float64 is promised"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.zeros_like(rewards)
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% wrong="returns_to_go" why="works in the memory of an array argument: the caller's rewards are changed"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.asarray(rewards, dtype=np.float64)
    following = after
    for t in reversed(range(len(returns))):
        returns[t] += gamma * following
        following = returns[t]
    return returns

# %% wrong="returns_to_go" why="divides by powers of gamma: nan for gamma 0, and nothing left after a long episode; gamma is in [0, 1]"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    n = len(rewards)
    powers = gamma ** np.arange(n + 1)
    weighted = powers * np.append(np.asarray(rewards, dtype=np.float64), after)
    sums = np.cumsum(weighted[::-1])[::-1]
    return (sums / powers)[:-1]

# %% wrong="returns_to_go" why="what comes after is added undiscounted in the last step"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.empty(len(rewards))
    following = 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns + after

# %% wrong="returns_to_go" why="ignores a negative estimate: after is the value of what follows, of any sign"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.empty(len(rewards), dtype=np.float64)
    following = after if after > 0 else 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% wrong="returns_to_go" why="float32; the docstring promises float64"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.zeros(len(rewards), dtype=np.float32)
    g = after
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        returns[t] = g
    return returns

# %% wrong="returns_to_go" why="discounts from the episode's start, gamma**t times G_t"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    n = len(rewards)
    weighted = np.array([gamma**t * rewards[t] for t in range(n)] + [gamma**n * after], dtype=np.float64)
    return np.array([weighted[t:].sum() for t in range(n)])

# %% wrong="returns_to_go" why="the returns stand from the last step to the first, not reversed at the end"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = []
    following = after
    for reward in reversed(rewards):
        following = reward + gamma * following
        returns.append(following)
    return np.array(returns, dtype=np.float64)

# %% wrong="returns_to_go" why="what follows is discounted for the last step only and not carried to the steps before"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    n = len(rewards)
    returns = np.array(
        [sum(gamma ** (k - t) * rewards[k] for k in range(t, n)) for t in range(n)], dtype=np.float64
    )
    returns[-1] += gamma * after
    return returns

# %% right="policy_loss" why="one line: detach, sum, divide"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return -(log_probs * advantages).sum() / n_episodes

# %% right="policy_loss" why="the sign in the advantage, computed under no_grad"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    with torch.no_grad():
        blame = torch.sub(baselines, returns).div(n_episodes)
    return torch.sum(blame * log_probs)

# %% right="policy_loss" why="einsum of detached differences"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantage = returns.detach() - baselines.detach()
    objective = torch.einsum("t,t->", log_probs, advantage.to(log_probs.dtype))
    return objective.neg() / n_episodes

# %% right="policy_loss" why="a loop over the steps"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    total = log_probs.new_zeros(())
    for log_prob, g, b in zip(log_probs, returns.detach(), baselines.detach()):
        total = total - log_prob * (g - b)
    return total / n_episodes

# %% wrong="policy_loss" why="only the baselines are detached: a gradient flows into returns, it must flow into log_probs alone"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = returns - baselines.detach()
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="the advantage is not a constant: a gradient flows into the baseline"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -torch.sum(log_probs * (returns - baselines)) / n_episodes

# %% wrong="policy_loss" why="a mean over the steps, not the sum divided by the number of episodes"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return -(log_probs * advantages).mean() / n_episodes

# %% wrong="policy_loss" why="negative advantages are set to zero: the statement says times the advantage"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach().clamp(min=0.0)
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="the baseline is taken off in the memory of returns: an argument is changed"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = returns.detach()
    advantages -= baselines.detach()
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="the sign: going down this loss makes good actions rarer"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return (log_probs * (returns - baselines).detach()).sum() / n_episodes

# %% wrong="policy_loss" why="the number of episodes is ignored"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -(log_probs * (returns - baselines).detach()).sum()

# %% wrong="policy_loss" why="advantages scaled to standard deviation 1; the statement has the plain advantage"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    if len(advantages) > 2:
        advantages = advantages / (advantages.std() + 1e-8)
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="a column of advantages against a row of log-probabilities when baselines come as [n]: all pairs are summed"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach().unsqueeze(1)
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="the sum is the step count times a mean, taken of the returns' length per episode rounded down: wrong where episodes have unequal lengths"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    length = len(returns) // n_episodes  # steps of an episode
    return -(log_probs * advantages).mean() * length

# %% right="reinforce_update" why="own pieces; values computed once, used as baselines and for the value loss"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    if value_network is None:
        values = torch.zeros_like(returns)
    else:
        values = value_network(observations).squeeze(1)
    logits = policy(observations)
    logs = logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None and value_optimiser is not None:
        value_loss = ((values - returns) ** 2).mean()
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% right="reinforce_update" why="baselines under no_grad, a second forward pass for mse_loss, a helper that takes the steps, early return"
def _descend(loss: Tensor, optimiser: torch.optim.Optimizer) -> float:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    return float(loss.detach())


def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    def objective(baselines):
        logs = -functional.cross_entropy(policy(observations), actions, reduction="none")
        return torch.sum(-logs * (returns - baselines)) / n_episodes

    if value_network is None:
        return _descend(objective(torch.zeros_like(returns)), optimiser)
    with torch.no_grad():
        baselines = value_network(observations)[:, 0]
    before = _descend(objective(baselines), optimiser)
    _descend(functional.mse_loss(value_network(observations)[:, 0], returns), value_optimiser)
    return before

# %% right="reinforce_update" why="both losses first, one backward of their sum, both steps at the end"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    optimisers = [one for one in (optimiser, value_optimiser) if one is not None]
    advantages = returns
    total = torch.zeros((), device=returns.device)
    if value_network is not None:
        values = value_network(observations).flatten()
        total = total + functional.mse_loss(values, returns)
        advantages = returns - values.detach()
    logs = torch.distributions.Categorical(logits=policy(observations)).log_prob(actions)
    loss = -torch.sum(logs * advantages) / n_episodes
    total = total + loss
    for one in optimisers:
        one.zero_grad()
    total.backward()
    for one in optimisers:
        one.step()
    return loss.item()

# %% right="reinforce_update" why="uses the notebook's log_probabilities and policy_loss"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = policy_loss(log_probabilities(policy(observations), actions), returns, baselines, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        assert value_optimiser is not None
        value_optimiser.zero_grad()
        (baselines - returns).square().mean().backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="n_episodes is forgotten where there is a value network"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    if value_network is None:
        loss = -(logs * returns).sum() / n_episodes
    else:
        values = value_network(observations).squeeze(1)
        loss = -(logs * (returns - values.detach())).sum()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = functional.mse_loss(values, returns)
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the value loss is divided by n_episodes too; it is the mean squared error over all steps"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = functional.mse_loss(baselines, returns) / n_episodes
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the value optimiser's old gradient is never forgotten: a second call steps on more than this loss"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="zero_grad comes after the step: gradients that were there before the call are still in the step on policy_loss"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines).detach()).sum() / n_episodes
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    if value_network is not None:
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
        value_optimiser.zero_grad()
    return loss.item()

# %% wrong="reinforce_update" why="the value network learns first and its new values are the baselines; they must be as they are before this update"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        value_loss = functional.mse_loss(value_network(observations).squeeze(1), returns)
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
        with torch.no_grad():
            baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines)).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the gradient is cut to length 10: one step of the optimiser on policy_loss is a step with its whole gradient"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 10.0)
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="value predictions stay [n_steps, 1] in the squared error: every return meets every value"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        with torch.no_grad():
            baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines)).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = ((value_network(observations) - returns) ** 2).mean()
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="returns the loss after the step; the policy's loss as it was before the step is asked for"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    values = None if value_network is None else value_network(observations).squeeze(1)
    advantages = returns if values is None else returns - values.detach()

    def loss_now():
        return functional.cross_entropy(policy(observations), actions, reduction="none") @ advantages / n_episodes

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    if values is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss_now().item()

# %% wrong="reinforce_update" why="one backward of the sum without detaching: the policy loss moves the value network"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    optimiser.zero_grad()
    if value_network is None:
        loss = -(logs * returns).sum() / n_episodes
        loss.backward()
        optimiser.step()
        return loss.item()
    values = value_network(observations).squeeze(1)
    loss = -(logs * (returns - values)).sum() / n_episodes
    value_optimiser.zero_grad()
    (loss + ((values - returns) ** 2).mean()).backward()
    optimiser.step()
    value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the returns' mean is taken off where there is no network: zeros as baselines are asked for"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    if value_network is None:
        baselines = returns.mean().expand_as(returns)
    else:
        baselines = value_network(observations).squeeze(1)
    logs = functional.log_softmax(policy(observations), dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
    return loss.item()

# %% right="allowed_in_a_baseline" why="a set display"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "d"}

# %% right="allowed_in_a_baseline" why="all letters without those that know the action"
def allowed_in_a_baseline() -> set[str]:
    everything = set("abcde")
    knows_the_action = {"c", "e"}
    return everything - knows_the_action

# %% right="allowed_in_a_baseline" why="a comprehension over a table of reasons"
def allowed_in_a_baseline() -> set[str]:
    depends_on_the_draw = dict(a=False, b=False, c=True, d=False, e=True)
    return {letter for letter, does in depends_on_the_draw.items() if not does}

# %% wrong="allowed_in_a_baseline" why="the observation only: step number and other episodes do not know the action either"
def allowed_in_a_baseline() -> set[str]:
    return {"a"}

# %% wrong="allowed_in_a_baseline" why="other episodes are left out although they have nothing to do with the draw of A_t"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b"}

# %% wrong="allowed_in_a_baseline" why="the step number is left out although it is known before the draw"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "d"}

# %% wrong="allowed_in_a_baseline" why="the action is allowed, as in a Q baseline, but then the mean is not zero"
def allowed_in_a_baseline() -> set[str]:
    return set("abcd")

# %% wrong="allowed_in_a_baseline" why="the return itself is allowed, which knows how the draw came out"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "d", "e"}

# %% wrong="allowed_in_a_baseline" why="reads the question the other way round: what it may not depend on"
def allowed_in_a_baseline() -> set[str]:
    return {"c", "e"}

# %% wrong="allowed_in_a_baseline" why="only a constant: the empty set"
def allowed_in_a_baseline() -> set[str]:
    return set()

# %% right="plot_training" why="plt.subplots with squeeze=False, as in the hint"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, panels = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4.2 * n, 3.4))
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items(), strict=True):
        axes.plot(range(len(returns)), returns, color="0.75", linewidth=0.6, linestyle="-", label="one episode")
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8, linestyle="-", label=f"mean of {window}")
        axes.axhline(goal, color="0.3", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% right="plot_training" why="bare Figure, add_subplot with sharey by hand, hlines, own running mean by cumulative sums, suptitle"
from matplotlib.figure import Figure as _Figure


def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure = _Figure(figsize=(10, 4), layout="constrained")
    first = None
    for number, name in enumerate(returns_by_agent, start=1):
        returns = np.asarray(returns_by_agent[name], dtype=float)
        axes = figure.add_subplot(1, len(returns_by_agent), number, sharey=first)
        first = first or axes
        episodes = np.arange(len(returns))
        means = [returns[max(0, k - window + 1) : k + 1].mean() for k in episodes]
        axes.plot(episodes, returns, alpha=0.3, lw=0.5, color="tab:blue", ls="-")
        axes.plot(episodes, means, lw=2.0, color="tab:blue", ls="-")
        axes.hlines(goal, -0.5, len(returns) - 0.5, colors="black", linestyles="dotted")
        axes.set_title(name)
        axes.set_xlabel("episode number")
        axes.set_ylabel("undiscounted return")
    figure.suptitle("training")
    return figure

# %% right="plot_training" why="gridspec, colours from a colour map, the goal as a plotted line, legend of the figure"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure = plt.figure(figsize=(9, 3.5), layout="constrained")
    grid = figure.add_gridspec(1, len(returns_by_agent))
    all_axes = grid.subplots(sharey=True, squeeze=False).ravel()
    colours = plt.get_cmap("viridis")(np.linspace(0.1, 0.7, len(returns_by_agent)))
    for axes, colour, (name, returns) in zip(all_axes, colours, returns_by_agent.items()):
        x = list(range(len(returns)))
        (raw,) = axes.plot(x, list(returns), color=colour, alpha=0.35, linewidth=0.7)
        (mean,) = axes.plot(x, plots.moving_average(list(returns), window), color=colour, linewidth=2)
        (level,) = axes.plot([-1, len(returns)], [goal, goal], "k--", linewidth=1)
        axes.set_title(name)
        axes.set_xlabel("episode")
        axes.set_ylabel("return of the episode")
        axes.tick_params(labelleft=True)
    figure.legend([raw, mean, level], ["episode", "running mean", "goal"], loc="outside lower center", ncols=3)
    return figure

# %% right="plot_training" why="subfigures side by side, axes.sharey afterwards, the goal drawn with the y axis transform across the panel"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    names = list(returns_by_agent)
    figure = plt.figure(figsize=(4 * len(names), 3.6), layout="constrained")
    parts = np.atleast_1d(figure.subfigures(1, len(names)))
    panels = [part.subplots() for part in parts]
    for axes in panels[1:]:
        axes.sharey(panels[0])
    for axes, name in zip(panels, names):
        y = np.array(returns_by_agent[name], dtype=float)
        axes.plot(np.arange(y.size), y, color="lightgrey", lw=0.8)
        axes.plot(np.arange(y.size), plots.moving_average(y, window), color="navy", lw=2.0)
        axes.plot([0, 1], [goal, goal], transform=axes.get_yaxis_transform(), color="green", ls="--", lw=1.0)
        axes.set_title(name)
        axes.set_xlabel("episode")
        axes.set_ylabel("return")
    return figure

# %% right="plot_training" why="axline with slope 0 for the goal, means by a deque, step by step, thin raw line by opacity"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    from collections import deque

    def means_of(returns):
        last = deque(maxlen=window)
        for one in returns:
            last.append(one)
            yield sum(last) / len(last)

    figure, grid = plt.subplots(ncols=len(returns_by_agent), sharey="row", squeeze=False)
    for (name, returns), axes in zip(returns_by_agent.items(), grid.flat):
        axes.axline((0, goal), slope=0, color="C3", linewidth=1)
        axes.plot(returns, color="C0", alpha=0.25, linewidth=0.5)
        axes.plot(list(means_of(returns)), color="C0", linewidth=1.5)
        axes.set_title(name)
        axes.set(xlabel="Episode", ylabel="Return")
    return figure

# %% wrong="plot_training" why="no shared y axis: side by side on the same scale, with a shared y axis"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="agents sorted by name; in the order that they are given"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, name in zip(panels[0], sorted(returns_by_agent)):
        returns = returns_by_agent[name]
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="a single agent crashes: axes are no array then, but there is one panel for one agent"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True)
    for axes, (name, returns) in zip(panels, returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="y axis only from 0 to 500: returns below or above, or a goal above, cannot be seen"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return", ylim=(0, 500))
    return figure

# %% wrong="plot_training" why="the goal is drawn once, after the loop: in the last panel only"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(title=name, xlabel="episode", ylabel="return")
    plt.axhline(goal, color="0.3", linestyle="--")
    return figure

# %% wrong="plot_training" why="only the first panel has a y label; both axes of every panel are labelled"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode")
    panels[0, 0].set_ylabel("return")
    return figure

# %% wrong="plot_training" why="the first window-1 points are missing from the mean, which is shifted to the left"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(np.convolve(returns, np.ones(window) / window, mode="valid"), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the episode numbers start at 1"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        episodes = range(1, len(returns) + 1)
        axes.plot(episodes, returns, color="0.75", linewidth=0.6)
        axes.plot(episodes, plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the raw returns are thick and opaque and lie over the pale thin mean"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(plots.moving_average(returns, window), color="0.75", linewidth=0.6)
        axes.plot(returns, color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the axes' names are swapped: return along x, episode along y"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for axes, (name, returns) in zip(panels[0], returns_by_agent.items()):
        axes.plot(returns, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(returns, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.axhline(goal, color="0.3", linestyle="--")
        axes.set(title=name, xlabel="return", ylabel="episode")
    return figure

# %% right="compare_discounts" why="dict comprehension over a list of the seeds"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}

# %% right="compare_discounts" why="seeds in the outer loop, lists that grow, stacked at the end"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    curves: dict[float, list[NDArray[np.float64]]] = {gamma: [] for gamma in gammas}
    for seed in seeds:
        for gamma, rows in curves.items():
            rows.append(np.array(run(gamma, seed), dtype=np.float64))
    return {gamma: np.vstack(rows) for gamma, rows in curves.items()}

# %% right="compare_discounts" why="plain loops, np.concatenate of rows, map with a partial"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    kept = tuple(seeds)
    found: dict[float, NDArray[np.float64]] = {}
    for gamma in gammas:
        one = functools.partial(run, gamma)
        rows = [np.atleast_2d(curve) for curve in map(one, kept)]
        found[gamma] = np.concatenate(rows, axis=0)
    return found

# %% right="compare_discounts" why="itertools.product, one flat list of runs cut into blocks"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    _gammas, _seeds = list(gammas), list(seeds)
    flat = [run(gamma, seed) for gamma, seed in itertools.product(_gammas, _seeds)]
    n = len(_seeds)
    return {gamma: np.stack(flat[k * n : (k + 1) * n]) for k, gamma in enumerate(_gammas)}

# %% wrong="compare_discounts" why="a generator of seeds is used up by the first discount: seeds may be any iterable"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    return {gamma: np.array([run(gamma, seed) for seed in seeds]) for gamma in gammas}

# %% wrong="compare_discounts" why="discounts sorted: in the order given"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in sorted(gammas)}

# %% wrong="compare_discounts" why="seeds sorted and without repetition: the curves of all seeds, in the order given"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    numbers = sorted(set(seeds))
    return {gamma: np.stack([run(gamma, seed) for seed in numbers]) for gamma in gammas}

# %% wrong="compare_discounts" why="discounts rounded to two digits: 0.999 and 1.0 fall on one entry; one for each discount"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    result = {}
    for gamma in gammas:
        result[round(gamma, 2)] = np.stack([run(gamma, seed) for seed in seeds])
    return result

# %% wrong="compare_discounts" why="indexes gammas and asks for len(seeds): fails for iterables that are no lists"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    result = {}
    for i in range(len(gammas)):
        rows = [run(gammas[i], seeds[j]) for j in range(len(seeds))]
        result[gammas[i]] = np.stack(rows)
    return result

# %% wrong="compare_discounts" why="lists of curves as values; arrays [n_seeds, n_points] are promised"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    result = {}
    for gamma in gammas:
        result[gamma] = []
        for seed in seeds:
            result[gamma].append(run(gamma, seed))
    return result

# %% wrong="compare_discounts" why="stacked along the wrong axis: [n_points, n_seeds]"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.column_stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}

# %% wrong="compare_discounts" why="each discount gets seeds of its own: the same seeds for each discount"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed + 100 * i) for seed in seeds]) for i, gamma in enumerate(gammas)
    }

# %% wrong="compare_discounts" why="discount and seed are paired with zip: train with every discount on every seed"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    return {gamma: np.stack([run(gamma, seed)]) for gamma, seed in zip(gammas, seeds)}

# %% wrong="compare_discounts" why="the mean over the seeds, not the curves of all seeds"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.mean([run(gamma, seed) for seed in seeds], axis=0) for gamma in gammas}

# %% right="film" why="as in the hint: a picture after each step where one is due"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% right="film" why="pictures are taken before the steps, and one of the last state after the loop"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    frames: list[NDArray[np.uint8]] = []
    numbers: list[int] = []

    def _sample(number):
        frames.append(env.render().copy())
        numbers.append(number)

    observation = env.reset(seed=seed)[0]
    n = 0
    over = False
    while not over:
        if n % every == 0:
            _sample(n)
        observation, _, terminated, truncated, _ = env.step(act(observation))
        over = terminated or truncated
        n += 1
    _sample(n)
    return frames, numbers

# %% right="film" why="itertools.count with an early return, a dictionary from step number to picture"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _info = env.reset(seed=seed)
    pictures = {0: np.array(env.render(), dtype=np.uint8)}
    for number in itertools.count(1):
        observation, _reward, terminated, truncated, _info = env.step(act(observation))
        is_over = bool(terminated) or bool(truncated)
        if is_over or not number % every:
            pictures[number] = np.array(env.render(), dtype=np.uint8)
        if is_over:
            return list(pictures.values()), list(pictures)

# %% right="film" why="a generator that plays, zip of the pairs at the end, the last picture only if it is missing"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    def play():
        observation, _ = env.reset(seed=seed)
        yield 0
        for step in itertools.count(1):
            observation, _, terminated, truncated, _ = env.step(act(observation))
            yield step
            if terminated or truncated:
                return

    taken = []
    step = 0
    for step in play():
        if step % every == 0:
            taken.append((np.copy(env.render()), step))
    if taken[-1][1] != step:
        taken.append((np.copy(env.render()), step))
    frames, numbers = zip(*taken)
    return list(frames), list(numbers)

# %% wrong="film" why="the last state twice where the length is a multiple of every: no picture twice"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    frames.append(np.array(env.render()))
    numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="goes on after a truncation: one episode, however it ends"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    done = False
    while not done:
        observation, _, done, _, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="no picture of the end of a truncated episode: of the very last state, however the episode ends"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="plays on where both flags are set: however the episode ends"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while terminated == truncated:  # one of them says that it is over
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated != truncated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="ends after 500 steps: one whole episode is asked for, however long"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    for n_steps in range(1, 501):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
        if terminated or truncated:
            break
    return frames, numbers

# %% wrong="film" why="no copies: all pictures are the same array in an environment that draws into its own memory"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.asarray(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.asarray(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="act sees the first observation all the time"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    over = False
    while not over:
        _, _, terminated, truncated, _ = env.step(act(observation))
        over = terminated or truncated
        n_steps += 1
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="pictures count from the previous picture off by one: after 1, 3, 5 steps and not after every second"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    terminated = truncated = False
    n_steps = 0
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps + 1)
        n_steps += 1
    return frames, numbers

# %% wrong="film" why="no picture of the end where the length is a multiple of every: one of the very last state is asked for"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [], []
    step = 0
    over = False
    while not over:
        if step % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(step)
        observation, _, terminated, truncated, _ = env.step(act(observation))
        over = terminated or truncated
        step += 1
    if step % every:  # else the end has been filmed
        frames.append(np.array(env.render()))
        numbers.append(step)
    return frames, numbers

# %% wrong="film" why="the given seed goes to NumPy and the action space, the reset is without it"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    np.random.seed(seed)
    env.action_space.seed(seed)
    observation, _ = env.reset()
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    terminated = truncated = False
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% right="plot_episode" why="subplots with a shared x axis, np.degrees, both x axes labelled"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% right="plot_episode" why="bare Figure with add_subplot, 180/pi by hand, linspace for the time"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    from matplotlib.figure import Figure as Page

    n = len(p_right)
    t = np.linspace(0.0, 0.02 * (n - 1), n)
    page = Page(figsize=(7, 5), layout="constrained")
    top = page.add_subplot(2, 1, 1)
    bottom = page.add_subplot(2, 1, 2)
    top.plot(t, observations[:, 2] * (180.0 / np.pi), color="tab:red")
    top.set_xlabel("seconds")
    top.set_ylabel("pole angle in degrees")
    bottom.plot(t, p_right, color="tab:blue")
    bottom.set_xlabel("seconds")
    bottom.set_ylabel("p(right)")
    bottom.set_ylim(0.0, 1.0)
    return page

# %% right="plot_episode" why="subplot_mosaic and a loop over the panels, colours from a colour map, title"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    figure, panels = plt.subplot_mosaic([["angle"], ["push"]], figsize=(6.4, 5.0))
    colours = plt.colormaps["plasma"]([0.2, 0.6])
    times = [step * 0.02 for step in range(observations.shape[0])]
    series = {
        "angle": (np.rad2deg(observations[:, 2]), "angle of the pole [°]"),
        "push": (p_right, "probability of pushing right"),
    }
    for (name, (y, label)), colour in zip(series.items(), colours):
        panels[name].plot(times, y, color=colour, linewidth=1.5)
        panels[name].set_xlabel("time in seconds")
        panels[name].set_ylabel(label)
    panels["push"].axis(ymin=0, ymax=1)
    figure.suptitle("One episode")
    return figure

# %% wrong="plot_episode" why="np.arange with a float step: for some numbers of steps it gives one time too many, and the figure fails"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = np.arange(0.0, len(p_right) * 0.02, 0.02)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="changes the caller's observations when it turns radians to degrees"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    angles = observations[:, 2]
    angles *= 180 / np.pi
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, angles)
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="a second line at one half in the lower panel: one line in each panel"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.plot(seconds, np.full(len(seconds), 0.5), linestyle="--", color="0.5")
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="no limits on the y axis of the probability: from 0 to 1"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right")
    return figure

# %% wrong="plot_episode" why="the angle stays in radians"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, observations[:, 2])
    upper.set(xlabel="time (s)", ylabel="angle (rad)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="labels tell other units: steps and radians, though seconds and degrees are drawn and asked for"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="step", ylabel="angle (rad)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="step", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the last time is n times 0.02: linspace with one interval too few"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    n = len(observations)
    seconds = np.linspace(0, 0.02 * n, n)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the probability of pushing left, 1 - p"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, 1 - p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="side by side, not below each other"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(1, 2, figsize=(9, 3.4))
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="counts the columns from 1: draws column 1, the cart's velocity, where column 2, the pole's angle, is asked for"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 1]))
    upper.set(xlabel="time (s)", ylabel="angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
