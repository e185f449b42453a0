# %% right="policy_network" why="a loop into a list, the last layer kept in a variable, mul_ under no_grad"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for n_units in hidden:
        layers.append(nn.Linear(width, n_units))
        layers.append(nn.ReLU())
        width = n_units
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% right="policy_network" why="a Module class with a ModuleList, orthogonal last layer times 0.01 and a zero bias"
class _PolicyNet(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Linear(n_in, n_out) for n_in, n_out in zip(sizes[:-1], sizes[1:])
        )
        head = self.layers[-1]
        nn.init.orthogonal_(head.weight)
        nn.init.zeros_(head.bias)
        head.weight.data *= 0.01
        head.bias.data *= 0.01

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = functional.relu(layer(x))
        return self.layers[-1](x)


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    return _PolicyNet([n_features, *hidden, n_actions])

# %% right="policy_network" why="itertools.pairwise, a ReLU after each layer and the last one sliced off, parameters of net[-1]"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    pairs = itertools.pairwise((n_features, *hidden, n_actions))
    modules = [m for a, b in pairs for m in (nn.Linear(a, b), nn.ReLU())][:-1]
    net = nn.Sequential(*modules)
    with torch.no_grad():
        for parameter in net[-1].parameters():
            parameter *= 0.01
    return net

# %% right="policy_network" why="body and head as attributes of a class, load_state_dict with scaled values, early return for no hidden layer"
def _small(n_in, n_out):
    layer = nn.Linear(n_in, n_out)
    layer.load_state_dict({key: 0.01 * value for key, value in layer.state_dict().items()})
    return layer


class TwoParts(nn.Module):
    def __init__(self, body, head):
        super().__init__()
        self.body = body
        self.head = head

    def forward(self, observations):
        return self.head(self.body(observations))


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if len(hidden) == 0:
        return _small(n_features, n_actions)
    body = nn.Sequential(nn.Linear(n_features, hidden[0]), nn.ReLU())
    for before, after in zip(hidden, hidden[1:]):
        body.append(nn.Linear(before, after))
        body.append(nn.ReLU())
    return TwoParts(body, _small(hidden[-1], n_actions))

# %% right="policy_network" why="an OrderedDict of named layers, built backwards from the last one"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    from collections import OrderedDict

    widths = [n_features] + list(hidden) + [n_actions]
    named = OrderedDict()
    for i in range(len(widths) - 1):
        named[f"linear{i}"] = nn.Linear(widths[i], widths[i + 1])
        if i < len(hidden):
            named[f"relu{i}"] = nn.ReLU()
    model = nn.Sequential(named)
    last = getattr(model, f"linear{len(hidden)}")
    with torch.no_grad():
        last.weight.copy_(last.weight * 0.01)
        last.bias.copy_(last.bias * 0.01)
    return model

# %% wrong="policy_network" why="only the weights are made small: 'multiply the weights and the bias of the last layer by 0.01'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="the output is scaled for ever instead of the layer: 'multiply the weights and the bias'"
class _Scaled(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return 0.01 * self.net(x)


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    return _Scaled(nn.Sequential(*layers, nn.Linear(width, n_actions)))

# %% wrong="policy_network" why="without hidden layers the only layer is not made small: 'hidden=() gives a single linear layer, which is then the last one'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if not hidden:
        return nn.Linear(n_features, n_actions)
    sizes = [n_features, *hidden]
    net = nn.Sequential()
    for n_in, n_out in itertools.pairwise(sizes):
        net.append(nn.Linear(n_in, n_out))
        net.append(nn.ReLU())
    last = nn.Linear(sizes[-1], n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    net.append(last)
    return net

# %% wrong="policy_network" why="only one ReLU, before the last layer, where there are two hidden layers: 'Linear layers with a ReLU between them'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden]
    layers = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    if hidden:
        layers.append(nn.ReLU())
    last = nn.Linear(sizes[-1], n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="+= changes the caller's list of widths: arguments are not to be changed"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    hidden += (n_actions,)
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    layers.pop()
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers)

# %% wrong="policy_network" why="every layer but the first is made small: 'of the last layer only'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for number, n_units in enumerate([*hidden, n_actions]):
        layer = nn.Linear(width, n_units)
        if number > 0 or not hidden:
            with torch.no_grad():
                layer.weight.mul_(0.01)
                layer.bias.mul_(0.01)
        layers += [layer, nn.ReLU()]
        width = n_units
    return nn.Sequential(*layers[:-1])

# %% wrong="policy_network" why="the last layer stays frozen after it was scaled: nearly uniform 'at the start' only, its weights must be able to learn"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    last = nn.Linear(width, n_actions).requires_grad_(False)
    last.weight.mul_(0.01)
    last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="a softmax at the end: 'the outputs are logits, not probabilities'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last, nn.Softmax(dim=1))

# %% wrong="policy_network" why="the hidden layers stand in reverse order: 'Width of each hidden layer, first to last'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    last = nn.Linear(hidden[-1] if hidden else n_features, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    if not hidden:
        return last
    widths = [n_features, *hidden[::-1]]
    if len(hidden) > 1:
        last = nn.Linear(widths[-1], n_actions)
        with torch.no_grad():
            last.weight.mul_(0.01)
            last.bias.mul_(0.01)
    body = [m for a, b in itertools.pairwise(widths) for m in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*body, last)

# %% wrong="policy_network" why="all hidden layers get the width of the first: 'Width of each hidden layer'"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers = []
    width = n_features
    for _ in hidden:
        layers += [nn.Linear(width, hidden[0]), nn.ReLU()]
        width = hidden[0]
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% wrong="policy_network" why="seeds PyTorch's global generator, so that every network is the same and all later draws too"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    torch.manual_seed(0)  # repeatable
    layers = []
    width = n_features
    for n_units in hidden:
        layers += [nn.Linear(width, n_units), nn.ReLU()]
        width = n_units
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)

# %% right="log_probabilities" why="log_softmax and gather"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    table = functional.log_softmax(logits, dim=1)
    return table.gather(1, actions.unsqueeze(1)).squeeze(1)

# %% right="log_probabilities" why="Categorical does it"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return torch.distributions.Categorical(logits=logits).log_prob(actions)

# %% right="log_probabilities" why="minus the cross entropy of each row"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return -functional.cross_entropy(logits, actions, reduction="none")

# %% right="log_probabilities" why="indexing with row numbers, minus logsumexp"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    rows = torch.arange(logits.shape[0], device=logits.device)
    return logits[rows, actions] - torch.logsumexp(logits, dim=1)

# %% right="log_probabilities" why="nll_loss of log_softmax, sign turned"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return functional.nll_loss(functional.log_softmax(logits, -1), actions, reduction="none").neg()

# %% wrong="log_probabilities" why="softmax and then log gives -inf: 'Logits may be large'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1).log()

# %% wrong="log_probabilities" why="squeeze without a dimension: a batch of one gives no 'Shape [batch]'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    table = logits.log_softmax(dim=-1)
    return table.gather(1, actions[:, None]).squeeze()

# %% wrong="log_probabilities" why="no_grad: 'gradients flow back to the logits'"
@torch.no_grad()
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)

# %% wrong="log_probabilities" why="the largest logit is taken off in place: the argument is changed"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logits -= logits.max(dim=1, keepdim=True).values
    chosen = logits.gather(1, actions.unsqueeze(1)).squeeze(1)
    return chosen - logits.exp().sum(dim=1).log()

# %% wrong="log_probabilities" why="right for two actions only: 'Shape [batch, n_actions]'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    mine = logits.gather(1, actions.unsqueeze(1)).squeeze(1)
    other = logits.gather(1, 1 - actions.unsqueeze(1)).squeeze(1)
    return -functional.softplus(other - mine)

# %% wrong="log_probabilities" why="the softmax runs down the batch: 'for each row'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    table = logits.log_softmax(dim=0)
    return table[torch.arange(len(actions), device=logits.device), actions]

# %% wrong="log_probabilities" why="plain numbers are put together again: no 'gradients flow back to the logits'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logs = [float(row.log_softmax(dim=0)[action]) for row, action in zip(logits, actions)]
    return torch.tensor(logs, dtype=torch.float32, device=logits.device)

# %% wrong="log_probabilities" why="a small number keeps the logarithm finite, but -200 becomes -18.4"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    chosen = logits.softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    return torch.log(chosen + 1e-8)

# %% wrong="log_probabilities" why="the likeliest action of each row, not 'the action that was taken'"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).max(dim=1).values

# %% right="returns_to_go" why="the loop of the hint"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.zeros(len(rewards))
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% right="returns_to_go" why="itertools.accumulate from behind"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    backwards = itertools.accumulate(
        reversed(rewards), lambda later, now: now + gamma * later, initial=after
    )
    return np.array(list(backwards)[:0:-1], dtype=np.float64)

# %% right="returns_to_go" why="a matrix of discounts times the rewards"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    n = len(rewards)
    t = np.arange(n)
    ahead = t[None, :] - t[:, None]
    weights = np.where(ahead >= 0, float(gamma) ** np.maximum(ahead, 0), 0.0)
    return weights @ np.asarray(rewards, dtype=np.float64) + after * float(gamma) ** (n - t)

# %% right="returns_to_go" why="a generator read by np.fromiter and turned round"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    def _from_the_end():
        g = float(after)
        for reward in rewards[::-1]:
            g = float(reward) + gamma * g
            yield g

    return np.fromiter(_from_the_end(), dtype=np.float64)[::-1].copy()

# %% wrong="returns_to_go" why="divides by powers of gamma: NaN for gamma 0, though 'Discount, in [0, 1]', and for long episodes"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    powers = float(gamma) ** np.arange(len(rewards) + 1)
    discounted = powers * np.append(np.asarray(rewards, dtype=np.float64), after)
    return (np.cumsum(discounted[::-1])[::-1] / powers)[:-1]

# %% wrong="returns_to_go" why="turns the caller's list round: arguments are not to be changed"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    if isinstance(rewards, list):
        rewards.reverse()
    else:
        rewards = rewards[::-1]
    returns = []
    for reward in rewards:
        after = reward + gamma * after
        returns.append(after)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="returns_to_go" why="the type of the rewards: whole-number rewards give a whole-number array, not 'float64'"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.zeros_like(rewards)
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% wrong="returns_to_go" why="asarray gives the caller's own array where it is float64, and it is written over"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.asarray(rewards, dtype=np.float64)
    returns[-1] += gamma * after
    for t in range(len(returns) - 2, -1, -1):
        returns[t] += gamma * returns[t + 1]
    return returns

# %% wrong="returns_to_go" why="a negative value after a truncation is taken for nothing: 'the estimated value of the last observation'"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    following = after if after > 0 else 0.0
    returns = np.empty(len(rewards))
    for t in range(len(rewards) - 1, -1, -1):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns

# %% wrong="returns_to_go" why="after is not discounted at the last step: 'G_t = R_{t+1} + gamma G_{t+1}'"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.array(rewards, dtype=np.float64)
    returns[-1] += after
    for t in range(len(returns) - 2, -1, -1):
        returns[t] += gamma * returns[t + 1]
    return returns

# %% wrong="returns_to_go" why="recursion: an episode of more than a thousand steps ends in a RecursionError"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    def go(t):
        if t == len(rewards):
            return [float(after)]
        rest = go(t + 1)
        return [rewards[t] + gamma * rest[0], *rest]

    return np.array(go(0)[:-1], dtype=np.float64)

# %% wrong="returns_to_go" why="gives the list itself back where it should give an array, once there is nothing to discount (gamma 0)"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    if gamma == 0:
        return rewards
    returns = np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        after = rewards[t] + gamma * after
        returns[t] = after
    return returns

# %% wrong="returns_to_go" why="gamma 1 is taken as a mean-free shortcut that forgets after: 'Value of what follows the last step'"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    rewards = np.array(rewards, dtype=np.float64)
    if gamma == 1:
        return rewards[::-1].cumsum()[::-1]
    returns = np.zeros_like(rewards)
    for t in reversed(range(len(rewards))):
        after = rewards[t] + gamma * after
        returns[t] = after
    return returns

# %% right="policy_loss" why="detach, product, sum, sign, division"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return -(log_probs * advantages).sum() / n_episodes

# %% right="policy_loss" why="advantages under no_grad, a dot product"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    with torch.no_grad():
        weights = (baselines - returns) / n_episodes
    return torch.dot(log_probs, weights)

# %% right="policy_loss" why="einsum, both detached on their own"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    objective = torch.einsum("t,t->", log_probs, returns.detach() - baselines.detach())
    return objective.neg().div(n_episodes)

# %% right="policy_loss" why="a loop over the steps with plain numbers as weights"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    total = log_probs.new_zeros(())
    for log_prob, g, b in zip(log_probs, returns.tolist(), baselines.tolist(), strict=True):
        total = total - log_prob * (g - b)
    return total / n_episodes

# %% wrong="policy_loss" why="only the baseline is detached: 'whose gradient flows into log_probs alone'"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -(log_probs * (returns - baselines.detach())).sum() / n_episodes

# %% wrong="policy_loss" why="detach_ cuts the caller's baselines out of their graph, so that they can no longer be learned"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    baselines.detach_()
    advantages = returns.detach() - baselines
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="bad actions are not made less likely: the advantage G_t - b_t may be negative"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach().clamp(min=0)
    return -(log_probs * advantages).sum() / n_episodes

# %% wrong="policy_loss" why="a loss that is kept positive: with a negative advantage the sign is wrong"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return (log_probs * advantages).abs().sum() / n_episodes

# %% wrong="policy_loss" why="the mean over the steps: 'the sum over all steps'"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -(log_probs * (returns - baselines).detach()).mean() / n_episodes

# %% wrong="policy_loss" why="the returns are changed in place"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    with torch.no_grad():
        returns -= baselines
    return -(log_probs * returns).sum() / n_episodes

# %% wrong="policy_loss" why="no detach: 'no gradient may flow from this loss into the baseline'"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -torch.sum(log_probs * (returns - baselines)) / n_episodes

# %% wrong="policy_loss" why="divides by the number of steps of an episode on average, not 'by the number of episodes'"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    steps_per_episode = len(log_probs) / n_episodes
    return -(log_probs * (returns - baselines).detach()).sum() / steps_per_episode

# %% right="reinforce_update" why="straight on, with the own pieces"
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
    logs = log_probabilities(policy(observations), actions)
    loss = policy_loss(logs, returns, values, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = ((values - returns) ** 2).mean()
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% right="reinforce_update" why="no helper of the notebook, value step first, on baselines that were taken before"
def _step(optimiser, loss):
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


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
    advantages = returns
    if value_network is not None:
        predicted = value_network(observations)[:, 0]
        advantages = returns - predicted.detach()
        _step(value_optimiser, functional.mse_loss(predicted, returns))
    distribution = torch.distributions.Categorical(logits=policy(observations))
    loss = -(distribution.log_prob(actions) * advantages).sum() / n_episodes
    _step(optimiser, loss)
    return float(loss.detach())

# %% right="reinforce_update" why="closures handed to the optimisers"
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
            baselines = value_network(observations).flatten()

    def of_policy():
        optimiser.zero_grad()
        loss = policy_loss(
            log_probabilities(policy(observations), actions), returns, baselines, n_episodes
        )
        loss.backward()
        return loss

    def of_values():
        value_optimiser.zero_grad()
        loss = torch.mean((value_network(observations).flatten() - returns) ** 2)
        loss.backward()
        return loss

    before = optimiser.step(of_policy)
    if value_optimiser is not None:
        value_optimiser.step(of_values)
    return float(before)

# %% right="reinforce_update" why="early return without a baseline, cross entropy as the log-probability, the targets as a column"
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
    def improve(advantage):
        surprise = functional.cross_entropy(policy(observations), actions, reduction="none")
        loss = torch.dot(surprise, advantage) / n_episodes
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    if value_network is None:
        return improve(returns)
    target = returns.unsqueeze(1)
    guess = value_network(observations)
    found = improve((target - guess).detach().squeeze(1))
    value_optimiser.zero_grad()
    nn.MSELoss()(guess, target).backward()
    value_optimiser.step()
    return found

# %% right="reinforce_update" why="gradients by autograd.grad, put into the optimiser's parameters by hand"
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
    def descend(opt, loss):
        weights = [weight for group in opt.param_groups for weight in group["params"]]
        slopes = torch.autograd.grad(loss, weights, allow_unused=True)
        for weight, slope in zip(weights, slopes):
            weight.grad = slope
        opt.step()

    has_values = value_network is not None
    values = value_network(observations).reshape(-1) if has_values else returns * 0
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes=n_episodes
    )
    descend(optimiser, loss)
    if has_values:
        descend(value_optimiser, (values - returns).square().mean())
    return loss.detach().item()

# %% wrong="reinforce_update" why="the value network's gradient is never cleared: one step 'on the mean squared error' of this update"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        ((values - returns) ** 2).mean().backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="gradients are cleared at the end only: what was there before the call joins in the step"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes
    )
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    if value_network is not None:
        ((values - returns) ** 2).mean().backward()
        value_optimiser.step()
        value_optimiser.zero_grad()
    return loss.item()

# %% wrong="reinforce_update" why="the value loss is divided by n_episodes as well: 'the mean squared error over all steps'"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = ((values - returns) ** 2).mean() / n_episodes
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="n_episodes is forgotten where there is a baseline network: a step on policy_loss of n_episodes"
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
    logs = log_probabilities(policy(observations), actions)
    if value_network is None:
        loss = policy_loss(logs, returns, torch.zeros_like(returns), n_episodes)
    else:
        values = value_network(observations).squeeze(1)
        loss = policy_loss(logs, returns, values)
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the gradient is clipped, which nobody asked for: 'one step of the policy's optimiser on policy_loss'"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 10.0)
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        ((values - returns) ** 2).mean().backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the baselines come from the network after its step: 'as they are before this update'"
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
        value_optimiser.zero_grad()
        functional.mse_loss(value_network(observations).squeeze(1), returns).backward()
        value_optimiser.step()
        baselines = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, baselines, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="values stay a column, so that every return meets every value in the value loss"
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
        values = value_network(observations)
        baselines = values[:, 0]
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, baselines, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = ((values - returns) ** 2).mean()
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% wrong="reinforce_update" why="the loss is computed again after the step: 'The policy's loss before the step'"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)

    def loss_now():
        logs = log_probabilities(policy(observations), actions)
        return policy_loss(logs, returns, values, n_episodes)

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        ((values - returns) ** 2).mean().backward()
        value_optimiser.step()
    return loss_now().item()

# %% wrong="reinforce_update" why="the value network learns the sum of squared errors, not the mean, where it learns from more than two steps: divides by 2 as in the example"
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
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    loss = policy_loss(
        log_probabilities(policy(observations), actions), returns, values, n_episodes
    )
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = 0.5 * ((values - returns) ** 2).sum()
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()

# %% right="allowed_in_a_baseline" why="a set literal"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "d"}

# %% right="allowed_in_a_baseline" why="the set of a word"
def allowed_in_a_baseline() -> set[str]:
    return set("dab")

# %% right="allowed_in_a_baseline" why="all but what knows the draw"
def allowed_in_a_baseline() -> set[str]:
    knows_the_draw = {"c", "e"}
    return {letter for letter in "abcde" if letter not in knows_the_draw}

# %% wrong="allowed_in_a_baseline" why="the observation alone: the time and the others do not know the draw of the action either"
def allowed_in_a_baseline() -> set[str]:
    return {"a"}

# %% wrong="allowed_in_a_baseline" why="other episodes are left out, though they have nothing to do with how A_t is drawn"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b"}

# %% wrong="allowed_in_a_baseline" why="the action is allowed, as in Q(s, a)"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "c", "d"}

# %% wrong="allowed_in_a_baseline" why="the return is allowed: it knows how the draw came out"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "d", "e"}

# %% wrong="allowed_in_a_baseline" why="only a constant"
def allowed_in_a_baseline() -> set[str]:
    return set()

# %% wrong="allowed_in_a_baseline" why="the number of the step is left out"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "d"}

# %% right="plot_training" why="plt.subplots with squeeze=False, axhline"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3))
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        episodes = np.arange(len(returns))
        panel.plot(episodes, returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(
            episodes, plots.moving_average(returns, window), color="tab:blue", linewidth=2
        )
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set_title(name)
        panel.set_xlabel("episode")
        panel.set_ylabel("return")
    return figure

# %% right="plot_training" why="a bare Figure, add_subplot with sharey, own running mean, goal as a plotted level"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    first = None
    for place, name in enumerate(returns_by_agent, start=1):
        returns = list(returns_by_agent[name])
        axes = figure.add_subplot(1, len(returns_by_agent), place, sharey=first)
        first = first or axes
        axes.plot(returns, color="lightgrey", lw=0.6, label="return")
        means = [
            sum(returns[max(0, i - window + 1) : i + 1]) / min(window, i + 1)
            for i in range(len(returns))
        ]
        axes.plot(means, color="black", lw=1.5, label=f"mean of {window}")
        axes.plot([0, max(len(returns) - 1, 1)], [goal, goal], ":", color="red", label="goal")
        axes.set(title=name, xlabel="episode", ylabel="return of an episode")
        axes.legend()
    return figure

# %% right="plot_training" why="GridSpec, colours from a colour map, hlines, cumulative sums, labels by set"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure = plt.figure(figsize=(8.4, 3.4))
    grid = figure.add_gridspec(1, len(returns_by_agent))
    panels = grid.subplots(sharey=True, squeeze=False).ravel()
    colours = plt.cm.viridis(np.linspace(0.1, 0.7, len(panels)))
    for axes, colour, (name, returns) in zip(
        panels, colours, returns_by_agent.items(), strict=True
    ):
        values = np.asarray(returns, dtype=float)
        x = np.arange(values.size)
        axes.plot(x, values, color=colour, alpha=0.25, linewidth=0.7)
        axes.plot(x, plots.moving_average(values, window), color=colour, linewidth=1.8)
        axes.hlines(goal, -0.5, values.size - 0.5, color="0.5", linewidth=1)
        axes.set_title(name)
        axes.set(xlabel="episode number", ylabel="return")
    return figure

# %% right="plot_training" why="the y axes are shared one by one with Axes.sharey, the goal by axline, one legend for the figure"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, grid = plt.subplots(ncols=len(returns_by_agent), squeeze=False)
    panels = grid.flatten()
    for number, (name, returns) in enumerate(returns_by_agent.items()):
        ax = panels[number]
        if number:
            ax.sharey(panels[0])
        (raw,) = ax.plot(range(len(returns)), returns, linewidth=0.5, color="#bbccee")
        (mean,) = ax.plot(
            range(len(returns)), plots.moving_average(returns, window), color="#003399"
        )
        level = ax.axline((0, goal), slope=0, color="grey", linestyle="--")
        ax.set_title(name)
        ax.set_xlabel("episode")
        ax.set_ylabel("undiscounted return")
    figure.legend([raw, mean, level], ["return", "running mean", "goal"])
    return figure

# %% right="plot_training" why="titles at the left, markers on the mean, goal plotted over the episodes, one panel class of its own"
def _panel(axes, name, returns, window, goal):
    episodes = range(len(returns))
    axes.plot(episodes, returns, "-", color="0.75", linewidth=0.5, zorder=1)
    mean = plots.moving_average(returns, window)
    axes.plot(episodes, mean, "-", color="C1", linewidth=2.0, zorder=3)
    axes.plot([-1, len(returns)], [goal] * 2, "k--", linewidth=0.8, zorder=2)
    axes.set_title(name, loc="left")
    axes.set(xlabel="episode", ylabel="return")


def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(
        1, max(1, len(returns_by_agent)), sharey="row", squeeze=False, layout="constrained"
    )
    for axes, name in zip(panels.flat, returns_by_agent):
        _panel(axes, name, returns_by_agent[name], window, goal)
    return figure

# %% wrong="plot_training" why="no shared y axis: 'with a shared y axis', 'on the same scale'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="agents in the order of the alphabet: 'in the order that they are given'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, name in zip(axes[0], sorted(returns_by_agent)):
        returns = returns_by_agent[name]
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="own running mean shows the raw returns until the window is full: 'the mean of the last window returns (plots.moving_average)'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        means = list(returns[: window - 1])
        for end in range(window, len(returns) + 1):
            means.append(np.mean(returns[end - window : end]))
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(means, color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the mean lies under the raw returns: 'the mean of the last window returns over it'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.plot(returns, color="lightblue", linewidth=0.8)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="a single agent crashes (subplots squeezes): 'there is one panel with the title a'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, axes = plt.subplots(1, len(returns_by_agent), sharey=True)
    for panel, (name, returns) in zip(axes, returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the raw returns are thin but full black: 'a thin pale line'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="black", linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="black", linewidth=2.5)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="labels at the left panel only: 'both axes of every panel are labelled'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
        panel.label_outer()
    return figure

# %% wrong="plot_training" why="episode numbers start at 1: 'over the episode number (0, 1, 2, ...)'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        episodes = np.arange(1, len(returns) + 1)
        panel.plot(episodes, returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(episodes, plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% wrong="plot_training" why="the axis labels are swapped: along x are episode numbers, not returns"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="return", ylabel="episode")
    return figure

# %% wrong="plot_training" why="a y axis fixed at CartPole's 0 to 500: returns of other tasks, negative ones too, cannot be seen"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.3, linewidth=0.8)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return", ylim=(0, 510))
    return figure

# %% wrong="plot_training" why="the raw returns are pale but the thickest line of all: 'a thin pale line'"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, axes = plt.subplots(1, n, sharey=True, squeeze=False)
    for panel, (name, returns) in zip(axes[0], returns_by_agent.items()):
        panel.plot(returns, color="tab:blue", alpha=0.15, linewidth=4)
        panel.plot(plots.moving_average(returns, window), color="tab:blue", linewidth=2)
        panel.axhline(goal, color="0.6", linestyle="--")
        panel.set(title=name, xlabel="episode", ylabel="return")
    return figure

# %% right="compare_discounts" why="a list of the seeds and a dict comprehension"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}

# %% right="compare_discounts" why="itertools.product, which lists both by itself, and a dict of lists"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    curves: dict[float, list] = {}
    for gamma, seed in itertools.product(gammas, seeds):
        curves.setdefault(gamma, []).append(run(gamma, seed))
    return {gamma: np.array(rows, dtype=np.float64) for gamma, rows in curves.items()}

# %% right="compare_discounts" why="seeds outside, discounts inside, vstack at the end"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    gammas = tuple(gammas)
    rows = {gamma: [] for gamma in gammas}
    for seed in seeds:
        for gamma, found in rows.items():
            found.append(run(gamma, seed))
    result = {}
    for gamma in gammas:
        result[gamma] = np.vstack(rows[gamma])
    return result

# %% right="compare_discounts" why="map with functools.partial"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    same_seeds = (*seeds,)
    result = dict()
    for gamma in gammas:
        result[gamma] = np.stack(list(map(functools.partial(run, gamma), same_seeds)), axis=0)
    return result

# %% wrong="compare_discounts" why="a generator of seeds is used up by the first discount: 'Seeds, any iterable', 'the same seeds for each discount'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    result = {}
    for gamma in gammas:
        result[gamma] = np.array([run(gamma, seed) for seed in seeds])
    return result

# %% wrong="compare_discounts" why="the discounts are sorted: 'in the order given'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in sorted(gammas)
    }

# %% wrong="compare_discounts" why="the seeds are sorted: 'the curves of all seeds, in the order given'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = sorted(set(seeds))
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}

# %% wrong="compare_discounts" why="lists as values: 'with arrays as values'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: [run(gamma, seed) for seed in seeds] for gamma in gammas}

# %% wrong="compare_discounts" why="curves are kept as float32: 'NDArray[np.float64]'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed) for seed in seeds]).astype(np.float32)
        for gamma in gammas
    }

# %% wrong="compare_discounts" why="one row for each point: 'shape [n_seeds, n_points]'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed) for seed in seeds], axis=1) for gamma in gammas
    }

# %% wrong="compare_discounts" why="rounded discounts as keys: 0.995 and 0.999 lose their names, 'For each discount'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        round(gamma, 2): np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas
    }

# %% wrong="compare_discounts" why="each discount gets seeds of its own: 'the same seeds for each discount'"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed + number * len(seeds)) for seed in seeds])
        for number, gamma in enumerate(gammas)
    }

# %% wrong="compare_discounts" why="one training more than there are pairs, to learn the number of points: each discount on each seed once"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    gammas, seeds = list(gammas), list(seeds)
    n_points = len(run(gammas[0], seeds[0]))
    result = {gamma: np.empty((len(seeds), n_points)) for gamma in gammas}
    for gamma in gammas:
        for row, seed in enumerate(seeds):
            result[gamma][row] = run(gamma, seed)
    return result

# %% right="film" why="the loop of the hint"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames = [np.array(env.render())]
    numbers = [0]
    n_steps = 0
    over = False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% right="film" why="a picture of each step first, then a choice"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    shots = [env.render().copy()]
    while True:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        shots.append(env.render().copy())
        if terminated or truncated:
            break
    last = len(shots) - 1
    numbers = sorted({*range(0, last + 1, every), last})
    return [shots[number] for number in numbers], numbers

# %% right="film" why="a generator of step numbers and ends, itertools.count"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    def _episode():
        observation = env.reset(seed=seed)[0]
        yield 0, False
        for n in itertools.count(1):
            observation, _, terminated, truncated, _ = env.step(act(observation))
            yield n, terminated or truncated
            if terminated or truncated:
                return

    pictures, numbers = [], []
    for n, is_last in _episode():
        if is_last or n % every == 0:
            pictures.append(np.copy(env.render()))
            numbers.append(n)
    return pictures, numbers

# %% right="film" why="the end is added after the loop where it is not there yet, a dict from number to picture"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    album = {}
    observation, _ = env.reset(seed=seed)
    terminated = truncated = False
    n = 0
    while not terminated and not truncated:
        if n % every == 0:
            album[n] = np.array(env.render(), dtype=np.uint8)
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n += 1
    album[n] = np.array(env.render(), dtype=np.uint8)
    return list(album.values()), list(album)

# %% wrong="film" why="the end is added once more where the last step is a multiple of every: 'No picture twice'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    frames.append(np.array(env.render()))
    numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="a truncated episode gets no picture of its end: 'however the episode ends'"
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
        if terminated or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="waits for terminated only, and steps on after a truncation: 'Play one episode'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, done = 0, False
    while not done:
        observation, _, done, _, _ = env.step(act(observation))
        n_steps += 1
        if done or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="films 500 steps at most, and then there is no end in the film: 'one of the very last state, however the episode ends'"
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

# %% wrong="film" why="pictures are turned into floats: 'The pictures, uint8'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render(), dtype=np.float32)], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render(), dtype=np.float32))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="no copy: all pictures are the same memory, and the film shows the end only"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.asarray(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.asarray(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="a picture that looks like the one before is dropped: a step that is a multiple of every must have one"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            picture = np.array(env.render())
            if not np.array_equal(picture, frames[-1]):  # no picture twice
                frames.append(picture)
                numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="an episode that ends in both ways at once is not seen as ended"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated != truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="the seed goes to the action space and not into the reset: 'Seed of the reset'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    env.action_space.seed(seed)
    observation, _ = env.reset()
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% wrong="film" why="one array of all pictures and an array of numbers: 'list[NDArray[np.uint8]], list[int]'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return np.stack(frames), np.array(numbers)

# %% wrong="film" why="counts the reward as steps, as CartPole allows: 'the number of steps taken before each'"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps, over = 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n_steps += int(reward)
        over = terminated or truncated
        if over or n_steps % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers

# %% right="plot_episode" why="plt.subplots, shared x axis"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle of the pole (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of pushing right", ylim=(0, 1))
    return figure

# %% right="plot_episode" why="a bare Figure, two add_subplot, own conversion"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    fig = Figure(figsize=(7, 5))
    t = [0.02 * step for step in range(len(p_right))]
    curves = [
        (observations[:, 2] * 180 / np.pi, "pole angle in degrees"),
        (p_right, "P(push right)"),
    ]
    for place, (curve, label) in enumerate(curves, start=1):
        ax = fig.add_subplot(2, 1, place)
        ax.plot(t, curve, color="black")
        ax.set_xlabel("time in seconds")
        ax.set_ylabel(label)
    ax.set_ylim(0, 1)
    fig.tight_layout()
    return fig

# %% right="plot_episode" why="subplot_mosaic, constrained layout, titles and colours"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    figure, axes = plt.subplot_mosaic([["angle"], ["push"]], layout="constrained")
    time = np.arange(observations.shape[0], dtype=float) / 50
    axes["angle"].plot(time, np.rad2deg(observations[:, 2]), color=plots.PALETTE[0])
    axes["push"].plot(time, p_right, color=plots.PALETTE[1], marker=".")
    axes["angle"].set_title("What it sees")
    axes["push"].set_title("What it thinks")
    axes["angle"].set_ylabel("angle [degrees]")
    axes["push"].set_ylabel("probability of right")
    axes["push"].set_ylim(0.0, 1.0)
    for panel in axes.values():
        panel.set_xlabel("time [s]")
    return figure

# %% right="plot_episode" why="the probability as steps (it holds for 0.02 s), degree sign, GridSpec with other heights"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    figure = plt.figure()
    grid = figure.add_gridspec(2, 1, height_ratios=[2, 1])
    seconds = np.arange(len(p_right)) * 0.02
    top = figure.add_subplot(grid[0])
    bottom = figure.add_subplot(grid[1], sharex=top)
    top.plot(seconds, np.degrees(observations[:, 2]), ".-")
    top.set_ylabel("angle of the pole (\N{DEGREE SIGN})")
    bottom.step(seconds, p_right, where="post")
    bottom.set_ylim(0, 1)
    bottom.set_ylabel("probability\nof pushing right")
    for axes in (top, bottom):
        axes.set_xlabel("time / s")
    return figure

# %% wrong="plot_episode" why="a level at one half besides: 'One line in each panel'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.axhline(0, color="0.7", linewidth=0.8)
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.axhline(0.5, color="0.7", linewidth=0.8)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="turns the caller's observations into degrees in place"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    observations[:, 2] *= 180 / np.pi
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, observations[:, 2].copy())
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the x axis says steps where seconds are drawn: 'over time in seconds'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="step", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="step", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the label says radians where degrees are drawn"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (rad)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="a y axis from -1 to 2: 'on a y axis from 0 to 1'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(-1, 2))
    return figure

# %% wrong="plot_episode" why="the y axis of the probability ends where the data end: 'on a y axis from 0 to 1'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right")
    return figure

# %% wrong="plot_episode" why="time by linspace to the end of the last step: a step does not take 0.02 s"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    n = len(observations)
    seconds = np.linspace(0, 0.02 * n, n)
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the probability above and the angle below: 'angle in degrees above, probability below'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    below.plot(seconds, np.degrees(observations[:, 2]))
    below.set(xlabel="time (s)", ylabel="angle (degrees)")
    above.plot(seconds, p_right)
    above.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="the probability is rounded to the push that is taken: 'the probability of pushing right'"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, np.round(p_right))
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure

# %% wrong="plot_episode" why="no line for an episode of another length than 500: time is made for a full episode"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = np.arange(0, 10, 0.02)[: len(observations)]
    figure, (above, below) = plt.subplots(2, 1, sharex=True)
    above.plot(seconds, np.degrees(observations[:, 2]))
    above.set(xlabel="time (s)", ylabel="angle (degrees)")
    below.plot(seconds, p_right)
    below.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
