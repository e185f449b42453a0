# %% right="policy_network" why="plain loop over widths, last layer kept in a variable"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for next_width in hidden:
        layers.append(nn.Linear(width, next_width))
        layers.append(nn.ReLU())
        width = next_width
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)
# %% right="policy_network" why="class of its own with a ModuleList, scaling in the constructor through .data"
class SchichtStapel(nn.Module):
    def __init__(self, breiten):
        super().__init__()
        self.stufen = nn.ModuleList(
            nn.Linear(breiten[k], breiten[k + 1]) for k in range(len(breiten) - 1)
        )
        self.stufen[-1].weight.data *= 0.01
        self.stufen[-1].bias.data *= 0.01

    def forward(self, x):
        for stufe in self.stufen[:-1]:
            x = functional.relu(stufe(x))
        return self.stufen[-1](x)


def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    return SchichtStapel([n_features, *hidden, n_actions])
# %% right="policy_network" why="pairwise, a ReLU after every layer, the last one dropped; own orthogonal initial weights, then times 0.01"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features] + list(hidden) + [n_actions]
    modules = []
    for a, b in itertools.pairwise(sizes):
        linear = nn.Linear(a, b)
        nn.init.orthogonal_(linear.weight)
        modules += [linear, nn.ReLU()]
    modules.pop()
    net = nn.Sequential(*modules)
    with torch.no_grad():
        for parameter in net[-1].parameters():
            parameter *= 0.01
    return net
# %% right="policy_network" why="named layers with add_module, new parameters made for the last one"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    net = nn.Sequential()
    n_in = n_features
    for i, n_out in enumerate(hidden):
        net.add_module(f"linear{i}", nn.Linear(n_in, n_out))
        net.add_module(f"relu{i}", nn.ReLU(inplace=True))
        n_in = n_out
    head = nn.Linear(n_in, n_actions)
    head.weight = nn.Parameter(head.weight.detach() / 100)
    head.bias = nn.Parameter(head.bias.detach() / 100)
    net.add_module("logits", head)
    return net
# %% wrong="policy_network" why="'hidden=() gives a single linear layer, which is then the last one': it is not made small there"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    if len(hidden) == 0:
        return nn.Sequential(nn.Linear(n_features, n_actions))
    layers: list[nn.Module] = []
    width = n_features
    for h in hidden:
        layers += [nn.Linear(width, h), nn.ReLU()]
        width = h
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)
# %% wrong="policy_network" why="'of the last layer only': with several hidden layers all but the first are made small"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for i in range(len(sizes) - 1):
        linear = nn.Linear(sizes[i], sizes[i + 1])
        if i > 0 or not hidden:
            with torch.no_grad():
                linear.weight.mul_(0.01)
                linear.bias.mul_(0.01)
        layers.append(linear)
        if i < len(sizes) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)
# %% wrong="policy_network" why="'multiply by 0.01': times 0.1"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for h in hidden:
        layers += [nn.Linear(width, h), nn.ReLU()]
        width = h
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.1)
        last.bias.mul_(0.1)
    return nn.Sequential(*layers, last)
# %% wrong="policy_network" why="'last layer only': finds it by its width, so a hidden layer of n_actions units is made small too"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    layers: list[nn.Module] = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for module in network:
            if isinstance(module, nn.Linear) and module.out_features == n_actions:
                module.weight.mul_(0.01)
                module.bias.mul_(0.01)
    return network
# %% wrong="policy_network" why="changes its argument: a list of widths is longer after the call"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = hidden
    sizes += type(hidden)([n_actions])
    layers: list[nn.Module] = []
    width = n_features
    for size in sizes:
        layers += [nn.Linear(width, size), nn.ReLU()]
        width = size
    layers = layers[:-1]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers)
# %% wrong="policy_network" why="'a ReLU between them': between the second and the third linear layer there is none, only one after the first"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    sizes = [n_features, *hidden, n_actions]
    linears = [nn.Linear(a, b) for a, b in itertools.pairwise(sizes)]
    with torch.no_grad():
        linears[-1].weight.mul_(0.01)
        linears[-1].bias.mul_(0.01)
    if len(linears) == 1:
        return linears[0]
    return nn.Sequential(linears[0], nn.ReLU(), *linears[1:])
# %% wrong="policy_network" why="'a ReLU': ReLU6 cuts hidden units at 6"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    layers: list[nn.Module] = []
    width = n_features
    for h in hidden:
        layers += [nn.Linear(width, h), nn.ReLU6()]
        width = h
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)
# %% wrong="policy_network" why="'hidden: width of each hidden layer': only the first width is used"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    body: list[nn.Module] = []
    width = n_features
    if hidden:
        width = hidden[0]
        body = [nn.Linear(n_features, width), nn.ReLU()]
    out = nn.Linear(width, n_actions)
    with torch.no_grad():
        out.weight.mul_(0.01)
        out.bias.mul_(0.01)
    return nn.Sequential(*body, out)
# %% right="log_probabilities" why="log_softmax and gather"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
# %% right="log_probabilities" why="negated cross-entropy without a reduction"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return -functional.cross_entropy(logits, actions, reduction="none")
# %% right="log_probabilities" why="torch.distributions"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    from torch.distributions import Categorical

    return Categorical(logits=logits).log_prob(actions)
# %% right="log_probabilities" why="pick by row numbers, subtract the logsumexp"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    rows = torch.arange(len(actions), device=logits.device)
    chosen = logits[rows, actions]
    return chosen - torch.logsumexp(logits, dim=-1)
# %% right="log_probabilities" why="clumsy: all columns for all rows, then the diagonal"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    everything = functional.log_softmax(logits, dim=1)
    square = everything[:, actions]  # [batch, batch]
    return torch.diagonal(square)
# %% wrong="log_probabilities" why="'Logits may be large': softmax then log, in float64, still gives -inf for gaps above 745"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logs = logits.double().softmax(dim=1).log().float()
    return logs.gather(1, actions.unsqueeze(1)).squeeze(1)
# %% wrong="log_probabilities" why="'gradients flow back to the logits': computed under no_grad"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    with torch.no_grad():
        logs = logits.log_softmax(dim=1)
    return logs.gather(1, actions.unsqueeze(1)).squeeze(1)
# %% wrong="log_probabilities" why="'shape [batch]': squeeze() without a dimension gives shape () for a batch of one"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze()
# %% wrong="log_probabilities" why="'[batch, n_actions]': a formula for two actions only"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    taken = logits.gather(1, actions.unsqueeze(1)).squeeze(1)
    other = logits.gather(1, (1 - actions).abs().unsqueeze(1)).squeeze(1)
    return functional.logsigmoid(taken - other)
# %% wrong="log_probabilities" why="'[batch, n_actions]': flat index with two columns built in"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    flat = logits.log_softmax(dim=1).reshape(-1)
    starts = 2 * torch.arange(len(actions), device=actions.device)
    return flat[starts + actions]
# %% wrong="log_probabilities" why="changes its argument: the largest logit of each row is subtracted in place"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logits -= logits.max(dim=1, keepdim=True).values
    logs = logits - logits.exp().sum(dim=1, keepdim=True).log()
    return logs.gather(1, actions.unsqueeze(1)).squeeze(1)
# %% wrong="log_probabilities" why="'Logits may be large': the sum of exponentials overflows above 709 (inf), also in float64"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    big = logits.double()
    picked = big.gather(1, actions[:, None])[:, 0]
    return (picked - big.exp().sum(dim=1).log()).float()
# %% wrong="log_probabilities" why="'the log-probability of the action': cut off at -200 for safety"
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    logs = logits.log_softmax(dim=1).clamp(min=-200.0)
    return logs.gather(1, actions.unsqueeze(1)).squeeze(1)
# %% right="returns_to_go" why="backward loop into an array"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    result = np.zeros(len(rewards), dtype=np.float64)
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        result[t] = following
    return result
# %% right="returns_to_go" why="itertools.accumulate over the reversed rewards"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    backwards = itertools.accumulate(
        reversed(rewards), lambda g, r: r + gamma * g, initial=after
    )
    values = list(backwards)[1:]
    return np.array(values[::-1], dtype=float)
# %% right="returns_to_go" why="vectorised: an upper triangular matrix of discount powers"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    r = np.append(np.array(rewards, dtype=np.float64), after)
    n = len(r)
    t = np.arange(n)
    exponent = np.maximum(t[None, :] - t[:, None], 0)
    matrix = np.triu(float(gamma) ** exponent)
    return (matrix @ r)[:-1]
# %% right="returns_to_go" why="verbose: for each step its own weighted sum, from the definition"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    laenge = len(rewards)
    ausgabe = []
    for start in range(laenge):
        summe = 0.0
        gewicht = 1.0
        for k in range(start, laenge):
            summe = summe + gewicht * float(rewards[k])
            gewicht = gewicht * gamma
        summe = summe + gewicht * after
        ausgabe.append(summe)
    return np.asarray(ausgabe, dtype=np.float64)
# %% right="returns_to_go" why="list with insert at the front"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    out: list[float] = []
    for reward in rewards[::-1]:
        out.insert(0, float(reward) + gamma * (out[0] if out else after))
    return np.array(out, dtype=np.float64)
# %% wrong="returns_to_go" why="'gamma in [0, 1]': divides by powers of gamma, nan for gamma = 0 (and for long episodes with a small gamma)"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    r = np.append(np.array(rewards, dtype=np.float64), after)
    powers = gamma ** np.arange(len(r))
    sums = np.cumsum((r * powers)[::-1])[::-1]
    return (sums / powers)[:-1]
# %% wrong="returns_to_go" why="'float64': an array like the rewards, so whole-number rewards give cut off integers"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    result = np.zeros_like(rewards)
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        result[t] = following
    return result
# %% wrong="returns_to_go" why="changes its argument: an array of float64 rewards is overwritten, since asarray makes no copy"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    returns = np.asarray(rewards, dtype=np.float64)
    following = after
    for t in range(len(returns) - 1, -1, -1):
        returns[t] += gamma * following
        following = returns[t]
    return returns
# %% wrong="returns_to_go" why="'after: value of what follows': a negative value is ignored"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    following = after if after > 0 else 0.0
    result = np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        result[t] = following
    return result
# %% wrong="returns_to_go" why="changes its argument: the list of rewards is turned round in place"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    rewards.reverse()
    result = []
    following = after
    for reward in rewards:
        following = reward + gamma * following
        result.append(following)
    return np.array(result[::-1], dtype=np.float64)
# %% wrong="returns_to_go" why="'float64': computed in float32 and converted at the end, the digits are lost"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    result = np.zeros(len(rewards), dtype=np.float32)
    following = np.float32(after)
    for t in reversed(range(len(rewards))):
        following = np.float32(rewards[t] + gamma * following)
        result[t] = following
    return result.astype(np.float64)
# %% wrong="returns_to_go" why="'to its end': looks only 100 steps ahead"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    r = np.append(np.array(rewards, dtype=np.float64), after)
    weights = gamma ** np.arange(100)
    return np.array(
        [
            float(np.sum(r[t : t + 100] * weights[: len(r[t : t + 100])]))
            for t in range(len(r) - 1)
        ],
        dtype=np.float64,
    )
# %% right="policy_loss" why="the short formula"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return -(log_probs * advantages).sum() / n_episodes
# %% right="policy_loss" why="no_grad block for the advantage, torch.dot"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    with torch.no_grad():
        vorteil = torch.sub(returns, baselines)
    return torch.dot(log_probs, vorteil).neg() / float(n_episodes)
# %% right="policy_loss" why="loop over steps, collecting"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    total = torch.zeros((), device=log_probs.device)
    for t in range(log_probs.shape[0]):
        advantage = returns[t].detach() - baselines[t].detach()
        total = total - log_probs[t] * advantage
    return total / n_episodes
# %% right="policy_loss" why="the two parts apart: einsum with b - G, the minus sign inside"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    regret = baselines.detach().clone() - returns.detach().clone()
    return torch.einsum("t,t->", log_probs, regret) * (1.0 / n_episodes)
# %% wrong="policy_loss" why="'gradient flows into log_probs alone': returns are not detached"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -(log_probs * (returns - baselines.detach())).sum() / n_episodes
# %% wrong="policy_loss" why="'with the sign that this needs': abs() makes the loss positive also where advantages are negative"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach()
    return (log_probs * advantages).sum().abs() / n_episodes
# %% wrong="policy_loss" why="'times the advantage': negative advantages are set to zero"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines).detach().clamp(min=0)
    return -(log_probs * advantages).sum() / n_episodes
# %% wrong="policy_loss" why="'G_t - b_t': subtracts the mean of the baselines and not each step's own"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = (returns - baselines.mean()).detach()
    return -(log_probs * advantages).sum() / n_episodes
# %% wrong="policy_loss" why="'divided by the number of episodes': by the number of steps as soon as there are several episodes"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    terms = -log_probs * (returns - baselines).detach()
    return terms.sum() if n_episodes == 1 else terms.mean()
# %% wrong="policy_loss" why="'no gradient may flow into the baseline': not detached"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    return -torch.sum(log_probs * (returns - baselines)) / n_episodes
# %% wrong="policy_loss" why="'even where baselines comes fresh from a network': detaches leaves only"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    fixed = baselines.detach() if baselines.is_leaf else baselines
    advantages = returns - fixed
    return -(log_probs * advantages).sum() / n_episodes
# %% wrong="policy_loss" why="changes its argument: returns loses the baselines in place"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    advantages = returns.detach()
    advantages -= baselines.detach()
    return -(log_probs * advantages).sum() / n_episodes
# %% right="reinforce_update" why="straight: baselines, policy step, value step, all written out"
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
        baselines = torch.zeros_like(returns)
    else:
        with torch.no_grad():
            baselines = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines)).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None and value_optimiser is not None:
        value_loss = functional.mse_loss(value_network(observations).squeeze(1), returns)
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()
# %% right="reinforce_update" why="helper for one optimiser step, both losses built before either step"
def _ein_schritt(verlust, treiber):
    treiber.zero_grad(set_to_none=True)
    verlust.backward()
    treiber.step()
    return float(verlust.detach())


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
    nll = functional.cross_entropy(policy(observations), actions, reduction="none")
    if value_network is None:
        return _ein_schritt((nll * returns).sum() / n_episodes, optimiser)
    assert value_optimiser is not None
    estimates = value_network(observations)[:, 0]
    policy_part = (nll * (returns - estimates.detach())).sum() / n_episodes
    value_part = ((estimates - returns) ** 2).mean()
    result = _ein_schritt(policy_part, optimiser)
    _ein_schritt(value_part, value_optimiser)
    return result
# %% right="reinforce_update" why="one backward for the sum of the two losses, then two steps; Categorical"
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
    optimisers = [optimiser] + ([] if value_optimiser is None else [value_optimiser])
    for one in optimisers:
        one.zero_grad()
    distribution = torch.distributions.Categorical(logits=policy(observations))
    log_probs = distribution.log_prob(actions)
    advantages = returns.clone()
    total = torch.zeros((), device=returns.device)
    if value_network is not None:
        v = value_network(observations).flatten()
        advantages = advantages - v.detach()
        total = total + torch.mean(torch.square(v - returns))
    loss = -torch.sum(log_probs * advantages) / n_episodes
    (loss + total).backward()
    for one in optimisers:
        one.step()
    return float(loss)
# %% right="reinforce_update" why="the value step first, with its old values kept aside; gradients by torch.autograd.grad, put in by hand"
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
    def descend(loss: Tensor, network: nn.Module, opt: torch.optim.Optimizer) -> None:
        weights = list(network.parameters())
        for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
            weight.grad = gradient
        opt.step()

    old_values = torch.zeros_like(returns)
    if value_network is not None:
        out = value_network(observations).view(-1)
        old_values = out.detach().clone()
        descend((out - returns).pow(2).sum() / len(returns), value_network, value_optimiser)
    logits = policy(observations)
    rows = torch.arange(len(actions), device=logits.device)
    logs = logits[rows, actions] - logits.logsumexp(dim=1)
    loss = ((old_values - returns) * logs).sum() / n_episodes
    descend(loss, policy, optimiser)
    return loss.item()
# %% wrong="reinforce_update" why="'the mean squared error over all steps': the value loss is divided by n_episodes, too"
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
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_loss = functional.mse_loss(baselines, returns) / n_episodes
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()
# %% wrong="reinforce_update" why="n_episodes is ignored where there is a value network"
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
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    if value_network is None:
        loss = -(logs * returns).sum() / n_episodes
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()
    values = value_network(observations).squeeze(1)
    loss = -(logs * (returns - values.detach())).sum()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    value_loss = functional.mse_loss(values, returns)
    value_optimiser.zero_grad()
    value_loss.backward()
    value_optimiser.step()
    return loss.item()
# %% wrong="reinforce_update" why="'Each optimiser: zero_grad, backward, step': clears after the step only, so gradients that were there before the call are added"
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
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    loss.backward()
    optimiser.step()
    optimiser.zero_grad()
    if value_network is not None:
        value_loss = functional.mse_loss(baselines, returns)
        value_loss.backward()
        value_optimiser.step()
        value_optimiser.zero_grad()
    return loss.item()
# %% wrong="reinforce_update" why="the value optimiser's zero_grad is missing: its second update contains the first one's gradient"
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
    optimiser.zero_grad()
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    loss.backward()
    optimiser.step()
    if value_network is not None:
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
    return loss.item()
# %% wrong="reinforce_update" why="'one step of the policy's optimiser': a fresh optimiser with the same step size, without the state (momentum, Adam) of the given one"
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
    def fresh(old, network):
        return type(old)(network.parameters(), lr=old.param_groups[0]["lr"])

    baselines = torch.zeros_like(returns)
    if value_network is not None:
        baselines = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    own = fresh(optimiser, policy)
    own.zero_grad()
    loss.backward()
    own.step()
    if value_network is not None:
        own = fresh(value_optimiser, value_network)
        own.zero_grad()
        functional.mse_loss(baselines, returns).backward()
        own.step()
    return loss.item()
# %% wrong="reinforce_update" why="'one step of the optimiser on policy_loss': the gradient is clipped at a norm of 10"
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
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 10.0)
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(baselines, returns).backward()
        nn.utils.clip_grad_norm_(value_network.parameters(), 10.0)
        value_optimiser.step()
    return loss.item()
# %% wrong="reinforce_update" why="'its values, as they are before this update': the value network is updated first, and its new values are the baselines"
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
        baselines = value_network(observations).squeeze(1).detach()
    logs = policy(observations).log_softmax(dim=1)
    logs = logs.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - baselines)).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
# %% wrong="reinforce_update" why="'log pi(A_t|S_t)' for any number of actions: the softmax is written for two columns"
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
    logits = policy(observations)
    gap = logits[:, 1] - logits[:, 0]
    logs = functional.logsigmoid(torch.where(actions == 1, gap, -gap))
    loss = -(logs * (returns - baselines.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(baselines, returns).backward()
        value_optimiser.step()
    return loss.item()
# %% right="allowed_in_a_baseline" why="set display"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "d"}
# %% right="allowed_in_a_baseline" why="all five less those that know the action"
def allowed_in_a_baseline() -> set[str]:
    letters = set("abcde")
    knows_the_action = {"c", "e"}
    return letters - knows_the_action
# %% right="allowed_in_a_baseline" why="comprehension over a table of reasons"
def allowed_in_a_baseline() -> set[str]:
    unabhaengig = dict(a=True, b=True, c=False, d=True, e=False)
    return {letter for letter, ok in unabhaengig.items() if ok}
# %% wrong="allowed_in_a_baseline" why="'d' is missing: the returns of other episodes do not depend on this action"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b"}
# %% wrong="allowed_in_a_baseline" why="'b' is missing: the number of the step is known before the draw"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "d"}
# %% wrong="allowed_in_a_baseline" why="the observation alone: b and d are missing"
def allowed_in_a_baseline() -> set[str]:
    return {"a"}
# %% wrong="allowed_in_a_baseline" why="'c' is in: a baseline that depends on the action biases the gradient"
def allowed_in_a_baseline() -> set[str]:
    return {"a", "b", "c", "d"}
# %% wrong="allowed_in_a_baseline" why="'e' is in: the own return depends on the action"
def allowed_in_a_baseline() -> set[str]:
    return set("abde")
# %% wrong="allowed_in_a_baseline" why="as if only a constant were allowed"
def allowed_in_a_baseline() -> set[str]:
    return set()
# %% wrong="allowed_in_a_baseline" why="the forbidden ones instead of the allowed ones"
def allowed_in_a_baseline() -> set[str]:
    return {"c", "e"}
# %% right="plot_training" why="as in the hint: subplots with squeeze=False, moving_average, axhline"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        episodes = range(len(returns))
        axes.plot(episodes, returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(
            episodes,
            plots.moving_average(returns, window),
            color=plots.PALETTE[0],
            linewidth=2.2,
            linestyle="-",
        )
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% right="plot_training" why="add_subplot with the first panel's y axis, own running mean in a loop, alpha for pale"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    fig = plt.figure(figsize=(3.5 * len(returns_by_agent), 3.2))
    first = None
    for i, agent in enumerate(returns_by_agent):
        ax = fig.add_subplot(1, len(returns_by_agent), i + 1, sharey=first)
        if first is None:
            first = ax
        data = [float(x) for x in returns_by_agent[agent]]
        smooth = []
        for k in range(len(data)):
            piece = data[max(0, k - window + 1) : k + 1]
            smooth.append(sum(piece) / len(piece))
        ax.plot(data, "-", color="tab:blue", lw=0.6, alpha=0.35, zorder=2, label="return")
        ax.plot(smooth, "-", color="tab:blue", lw=2, zorder=3, label="running mean")
        ax.axhline(goal, color="tab:red", ls=":", label="goal")
        ax.set_title(agent)
        ax.set_xlabel("episode number")
        ax.set_ylabel("undiscounted return")
        ax.legend(fontsize=7)
    return fig
# %% right="plot_training" why="Figure without pyplot, helper per panel, means by cumulative sums, the goal as a plotted line"
def _mittel(zahlen, fenster):
    summen = np.concatenate([[0.0], np.cumsum(zahlen)])
    ende = np.arange(1, len(zahlen) + 1)
    anfang = np.maximum(ende - fenster, 0)
    return (summen[ende] - summen[anfang]) / (ende - anfang)


def _tafel(ax, name, zahlen, fenster, ziel):
    x = np.arange(len(zahlen))
    ax.plot([-1, len(zahlen)], [ziel, ziel], color="0.3", linestyle="--", linewidth=1)
    ax.plot(x, zahlen, color="#f4b183", linestyle="-", linewidth=0.8)
    ax.plot(x, _mittel(zahlen, fenster), color="#a03000", linestyle="-", linewidth=2.5)
    ax.set_title(name)
    ax.set_xlabel("episode")
    ax.set_ylabel("return of the episode")


def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    fig = Figure(figsize=(9, 3), layout="constrained")
    tafeln = fig.subplots(nrows=1, ncols=len(returns_by_agent), sharey="row")
    tafeln = np.atleast_1d(tafeln)
    for ax, (name, werte) in zip(tafeln, returns_by_agent.items()):
        _tafel(ax, name, np.array(werte, dtype=float), window, goal)
    return fig
# %% right="plot_training" why="mean drawn first but with a higher zorder; deque for the running mean; shared limits set by hand as well"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    from collections import deque

    figure, axes_row = plt.subplots(
        ncols=len(returns_by_agent), sharey=True, squeeze=False
    )
    everything = [goal] + [r for rs in returns_by_agent.values() for r in rs]
    low, high = min(everything), max(everything)
    space = 0.05 * (high - low) or 1.0
    for column, (who, rs) in enumerate(returns_by_agent.items()):
        panel = axes_row[0, column]
        last: deque[float] = deque(maxlen=window)
        means = []
        for r in rs:
            last.append(r)
            means.append(np.mean(last))
        panel.plot(means, color="navy", linewidth=3, linestyle="solid", zorder=5)
        panel.plot(list(rs), color="lightsteelblue", linewidth=1, linestyle="solid", zorder=4)
        panel.axhline(y=goal, color="green", linewidth=1.2, linestyle="dashdot", zorder=3)
        panel.set(xlabel="Episode", ylabel="Return", title=who, ylim=(low - space, high + space))
    return figure
# %% wrong="plot_training" why="'with a shared y axis': sharey is missing, each panel has its own scale"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="'Returns may have any sign and size, and nothing is cut off': the y axis is fixed to 0 to 510"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return", ylim=(0, 510))
    return figure
# %% wrong="plot_training" why="'one panel for each agent': fails for a single agent, where subplots gives no array"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    figure, panels = plt.subplots(1, len(returns_by_agent), sharey=True)
    for axes, (name, returns) in zip(panels, returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="'in the order that they are given': sorted by name"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, name in zip(grid[0], sorted(returns_by_agent), strict=True):
        returns = returns_by_agent[name]
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="'The agent's name, as it is': title() gives every word a capital"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name.title(), xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="'the mean of the last `window` returns': window is ignored, 2 stands there"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, 2), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="changes its argument: the running mean is written into the agent's own list"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(list(returns), color="0.75", linewidth=0.7, linestyle="-")
        for i in reversed(range(len(returns))):
            last = returns[max(0, i - window + 1) : i + 1]
            returns[i] = sum(last) / len(last)
        axes.plot(list(returns), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="labels exchanged: the episode number runs along x and is labelled as the return"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="return", ylabel="episode")
    return figure
# %% wrong="plot_training" why="'next to each other': more than three agents are broken into several rows"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    columns = min(n, 3)
    rows = -(-n // columns)
    figure, grid = plt.subplots(
        rows, columns, sharey=True, squeeze=False, figsize=(3 * columns, 3 * rows)
    )
    for spare in grid.flat[n:]:
        spare.remove()
    for axes, (name, returns) in zip(grid.flat, returns_by_agent.items(), strict=False):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.axhline(goal, color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% wrong="plot_training" why="'all along them a horizontal line': the goal's line ends after `window` episodes"
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    n = len(returns_by_agent)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4 * n, 3.5))
    for axes, (name, returns) in zip(grid[0], returns_by_agent.items(), strict=True):
        axes.plot(returns, color="0.75", linewidth=0.7, linestyle="-")
        axes.plot(plots.moving_average(returns, window), color="C0", linewidth=2.2, linestyle="-")
        axes.plot([0, window], [goal, goal], color="black", linestyle="--", linewidth=1.0)
        axes.set(title=name, xlabel="episode", ylabel="return")
    return figure
# %% right="compare_discounts" why="list of seeds first, dict comprehension with np.stack"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed) for seed in seeds]).astype(np.float64)
        for gamma in gammas
    }
# %% right="compare_discounts" why="itertools.product, rows collected by setdefault"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    rows: dict[float, list] = {}
    for g, s in itertools.product(gammas, seeds):
        rows.setdefault(g, []).append(np.array(run(g, s), dtype=np.float64))
    return {g: np.vstack(r) for g, r in rows.items()}
# %% right="compare_discounts" why="verbose: both into tuples, a table filled row by row"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    alle_gammas = tuple(gammas)
    alle_samen = tuple(seeds)
    ergebnis: dict[float, NDArray[np.float64]] = {}
    for gamma in alle_gammas:
        tabelle = None
        for zeile, same in enumerate(alle_samen):
            kurve = run(gamma, same)
            if tabelle is None:
                tabelle = np.empty((len(alle_samen), len(kurve)), dtype=np.float64)
            tabelle[zeile] = kurve
        ergebnis[gamma] = tabelle
    return ergebnis
# %% right="compare_discounts" why="itertools.tee, functools.partial and map"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    result = {}
    for gamma in gammas:
        seeds, these = itertools.tee(seeds)
        curves = list(map(functools.partial(run, gamma), these))
        result[gamma] = np.array(curves, dtype=float)
    return result
# %% wrong="compare_discounts" why="'Seeds, any iterable': a generator is used up after the first discount"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    return {
        gamma: np.array([run(gamma, seed) for seed in seeds], dtype=np.float64)
        for gamma in gammas
    }
# %% wrong="compare_discounts" why="'float64': curves of integers or float32 stay what they are"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}
# %% wrong="compare_discounts" why="'in the order given': seeds are sorted"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    chosen = sorted(set(seeds))
    result = {}
    for gamma in gammas:
        result[gamma] = np.stack([run(gamma, seed) for seed in chosen]).astype(float)
    return result
# %% wrong="compare_discounts" why="'For each discount, in the order given': discounts are sorted"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    result = {}
    for gamma in sorted(gammas):
        result[gamma] = np.stack([run(gamma, seed) for seed in seeds]).astype(float)
    return result
# %% wrong="compare_discounts" why="'shape [n_seeds, n_points]': squeeze takes the axis of a single seed or point away"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        gamma: np.squeeze(np.array([run(gamma, seed) for seed in seeds], dtype=float))
        for gamma in gammas
    }
# %% wrong="compare_discounts" why="'gammas: any iterable': len() of a generator raises"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    result = {}
    for i in range(len(gammas)):
        curves = [run(gammas[i], seed) for seed in seeds]
        result[gammas[i]] = np.stack(curves).astype(np.float64)
    return result
# %% wrong="compare_discounts" why="'For each discount': keys are rounded to two digits, 0.999 and 1.0 fall together"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {
        round(gamma, 2): np.stack([run(gamma, seed) for seed in seeds]).astype(float)
        for gamma in gammas
    }
# %% wrong="compare_discounts" why="'float64': goes through float32 on the way"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = tuple(seeds)
    result = {}
    for gamma in gammas:
        curves = [torch.tensor(run(gamma, seed), dtype=torch.float32) for seed in seeds]
        result[gamma] = torch.stack(curves).numpy().astype(np.float64)
    return result
# %% right="film" why="as in the hint"
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
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers
# %% right="film" why="the last picture after the loop, if it is not there yet; itertools.count"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    bilder, nummern = [], []

    def knips(nummer):
        bilder.append(env.render().copy())
        nummern.append(nummer)

    beobachtung, _ = env.reset(seed=seed)
    knips(0)
    for schritt in itertools.count(1):
        beobachtung, _, ende, abbruch, _ = env.step(act(beobachtung))
        if schritt % every == 0:
            knips(schritt)
        if ende or abbruch:
            break
    if nummern[-1] != schritt:
        knips(schritt)
    return bilder, nummern
# %% right="film" why="a dict from step number to picture, so that none is there twice"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    pictures: dict[int, Any] = {}
    obs, info = env.reset(seed=seed)
    pictures[0] = np.copy(env.render())
    step = 0
    done = False
    while not done:
        for _ in range(every):
            obs, reward, terminated, truncated, info = env.step(act(obs))
            step += 1
            done = bool(terminated) or bool(truncated)
            if done:
                break
        pictures[step] = np.copy(env.render())
    return list(pictures.values()), list(pictures.keys())
# %% right="film" why="a generator of the states of the episode, countdown to the next picture"
def _walk(env, act, seed):
    observation, _ = env.reset(seed=seed)
    t, last = 0, False
    yield t, last
    while not last:
        observation, _, *ends, _ = env.step(act(observation))
        t, last = t + 1, any(ends)
        yield t, last


def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    shots = [
        (np.array(env.render(), dtype=np.uint8), t)
        for t, last in _walk(env, act, seed)
        if last or not t % every
    ]
    frames, numbers = zip(*shots)
    return list(frames), list(numbers)
# %% wrong="film" why="'No picture twice': the last state is there twice where the length is a multiple of every"
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
# %% wrong="film" why="'however the episode ends': only a termination gives the last picture, a truncation does not"
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
# %% wrong="film" why="'one episode', 'however the episode ends': goes on after a truncation"
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
# %% wrong="film" why="'one after every `every` steps': a picture that looks like the one before is left out"
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
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if n_steps % every == 0 or over:
            picture = np.array(env.render())
            if not np.array_equal(picture, frames[-1]):
                frames.append(picture)
                numbers.append(n_steps)
    return frames, numbers
# %% wrong="film" why="'Play one episode': stops after 500 steps, also where the episode is longer"
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
        over = terminated or truncated
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
        if over:
            break
    return frames, numbers
# %% wrong="film" why="'seed of the reset': a seed of 0 is taken for none"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed or None)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    over = False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers
# %% wrong="film" why="'film one episode': the lists live outside of the function and keep the pictures of earlier calls"
frames: list[Any] = []
numbers: list[int] = []


def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames.append(np.array(env.render()))
    numbers.append(0)
    n_steps = 0
    over = False
    while not over:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated or truncated
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
    return frames, numbers
# %% wrong="film" why="'however the episode ends': an end that is both terminated and truncated is not noticed"
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    n_steps = 0
    while True:
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        over = terminated != truncated
        if n_steps % every == 0 or over:
            frames.append(np.array(env.render()))
            numbers.append(n_steps)
        if over:
            break
    return frames, numbers
# %% right="plot_episode" why="as in the hint"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% right="plot_episode" why="Figure without pyplot, gridspec, degrees by hand, times in a comprehension"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    bild = Figure(figsize=(6, 5), layout="constrained")
    raster = bild.add_gridspec(nrows=2, ncols=1)
    oben = bild.add_subplot(raster[0])
    unten = bild.add_subplot(raster[1])
    zeiten = [schritt / 50 for schritt in range(observations.shape[0])]
    grad = [float(zeile[2]) * 180.0 / np.pi for zeile in observations]
    oben.plot(zeiten, grad, color="tab:purple", linestyle="-")
    unten.plot(zeiten, [float(p) for p in p_right], color="tab:green", linestyle="-")
    oben.set_ylabel("angle of the pole in degrees")
    unten.set_ylabel("P(push right)")
    unten.set_ylim(bottom=0.0, top=1.0)
    for tafel in bild.axes:
        tafel.set_xlabel("seconds")
    return bild
# %% right="plot_episode" why="subplot_mosaic and a loop over a table of panels"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    fig, axs = plt.subplot_mosaic([["angle"], ["push"]], figsize=(7, 4.5))
    t = np.linspace(0.0, 0.02 * (len(p_right) - 1), len(p_right))
    table = {
        "angle": (np.rad2deg(observations[:, 2].astype(np.float64)), "angle [°]", None),
        "push": (p_right, "probability of pushing right", (0.0, 1.0)),
    }
    for key, (values, label, limits) in table.items():
        axs[key].plot(t, values, "k-", linewidth=1.2)
        axs[key].set_xlabel("time in seconds")
        axs[key].set_ylabel(label)
        if limits is not None:
            axs[key].set_ylim(*limits)
    return fig
# %% right="plot_episode" why="pyplot's own state: figure, subplot, plot"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    f = plt.figure()
    x = np.arange(observations.shape[0]) * 0.02
    plt.subplot(2, 1, 1)
    plt.plot(x, observations[:, 2] * (180 / np.pi))
    plt.xlabel("time [s]")
    plt.ylabel("pole's angle [deg]")
    plt.subplot(2, 1, 2)
    plt.plot(x, p_right, color="orangered")
    plt.ylim(0, 1)
    plt.xlabel("time [s]")
    plt.ylabel("probability (right)")
    return f
# %% wrong="plot_episode" why="'One line in each panel, and no other': dotted lines at 0 degrees and at one half"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.axhline(0, color="0.5", linestyle=":")
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.axhline(0.5, color="0.5", linestyle=":")
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="'also of more than 500 steps': what comes after 500 steps is left out"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = (0.02 * np.arange(500))[: len(observations)]
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:500, 2]))
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right[:500])
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="'episodes may be of any length': arange with a step of 0.02 gives one time too many for some lengths, and plot raises"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = np.arange(0, len(observations) * 0.02, 0.02)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="labels exchanged: the angle is called probability, and the probability angle"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="probability of right")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="pole angle (degrees)", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="'over time in seconds': the x axis holds seconds and is labelled as steps"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="step", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="step", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="changes its argument: column 2 is turned into degrees in place"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    angle = observations[:, 2]
    angle *= 180 / np.pi
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, angle)
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="'in degrees': the line shows degrees and the label says radians"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="pole angle (rad)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
# %% wrong="plot_episode" why="'on a y axis from 0 to 1': the axis goes from 0 to 100, as for percent"
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    seconds = 0.02 * np.arange(len(observations))
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(seconds, np.degrees(observations[:, 2]))
    upper.set(xlabel="time (s)", ylabel="pole angle (degrees)")
    lower.plot(seconds, p_right)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 100))
    return figure
