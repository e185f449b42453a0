# Answers to part 5.5, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="policy_network" why="a class of its own, the small last layer by init functions"
class Policy(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        sizes = [n_features, *hidden]
        self.body = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(sizes[-1], n_actions)
        self.head.weight.data *= 0.01
        self.head.bias.data *= 0.01

    def forward(self, x):
        for layer in self.body:
            x = torch.relu(layer(x))
        return self.head(x)


def policy_network(n_features, n_actions, hidden):
    return Policy(n_features, n_actions, hidden)


# %% right="policy_network" why="layers in a list, the last one scaled with parameters()"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features] + list(hidden) + [n_actions]
    layers = []
    for i in range(len(widths) - 1):
        layers.append(nn.Linear(widths[i], widths[i + 1]))
        if i < len(widths) - 2:
            layers.append(nn.ReLU())
    with torch.no_grad():
        for p in layers[-1].parameters():
            p *= 0.01
    return nn.Sequential(*layers)


# %% wrong="policy_network" why="a softmax at the end: probabilities, no logits"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    layers = layers[:-1]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers, nn.Softmax(dim=1))


# %% wrong="policy_network" why="all layers made small"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for p in net.parameters():
            p.mul_(0.01)
    return net


# %% wrong="policy_network" why="the last layer left as it is"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% wrong="policy_network" why="the bias of the last layer left as it is"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    with torch.no_grad():
        net[-1].weight.mul_(0.01)
    return net


# %% wrong="policy_network" why="a ReLU after the logits too"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.01)
        layers[-2].bias.mul_(0.01)
    return nn.Sequential(*layers)


# %% wrong="policy_network" passes="visible" why="knows the visible numbers only: one hidden layer"
def policy_network(n_features, n_actions, hidden):
    last = nn.Linear(hidden[0], n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(nn.Linear(n_features, hidden[0]), nn.ReLU(), last)


# %% wrong="policy_network" why="no ReLU at all"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers)


# %% right="policy_network" why="new small parameters for the last layer"
def policy_network(n_features, n_actions, hidden):
    modules = []
    for width in hidden:
        modules.append(nn.Sequential(nn.Linear(n_features, width), nn.ReLU()))
        n_features = width
    head = nn.Linear(n_features, n_actions)
    head.weight = nn.Parameter(head.weight.detach() / 100)
    head.bias = nn.Parameter(head.bias.detach() / 100)
    modules.append(head)
    return nn.Sequential(*modules)


# %% wrong="policy_network" why="multiplies the logits in place of the weights: flat for ever"
class Flat(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        widths = [n_features, *hidden, n_actions]
        layers = []
        for a, b in zip(widths[:-1], widths[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return 0.01 * self.net(x)


def policy_network(n_features, n_actions, hidden):
    return Flat(n_features, n_actions, hidden)


# %% wrong="policy_network" why="zeros in the last layer: no gradient reaches the layers before it at first"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    nn.init.zeros_(net[-1].weight)
    nn.init.zeros_(net[-1].bias)
    return net


# %% wrong="policy_network" why="tanh between the layers"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.Tanh()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.01)
        layers[-2].bias.mul_(0.01)
    return nn.Sequential(*layers[:-1])


# %% wrong="policy_network" passes="visible" why="a tenth in place of a hundredth"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.1)
        layers[-2].bias.mul_(0.1)
    return nn.Sequential(*layers[:-1])


# %% wrong="policy_network" passes="visible" why="the last layer frozen after it was made small"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    for p in layers[-2].parameters():
        p.requires_grad_(False)
        p.mul_(0.01)
    return nn.Sequential(*layers[:-1])


# %% wrong="policy_network" passes="visible" why="the ReLU before each layer, the first too"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.ReLU(), nn.Linear(a, b)]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers)


# %% right="log_probabilities" why="by the distribution"
def log_probabilities(logits, actions):
    return torch.distributions.Categorical(logits=logits).log_prob(actions)


# %% right="log_probabilities" why="cross-entropy, with its sign turned"
def log_probabilities(logits, actions):
    return -functional.cross_entropy(logits, actions, reduction="none")


# %% right="log_probabilities" why="logsumexp and fancy indexing"
def log_probabilities(logits, actions):
    rows = torch.arange(len(logits), device=logits.device)
    return logits[rows, actions] - torch.logsumexp(logits, dim=1)


# %% wrong="log_probabilities" why="log of softmax"
def log_probabilities(logits, actions):
    return logits.softmax(dim=1).log().gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="log_probabilities" why="log of softmax plus a small number"
def log_probabilities(logits, actions):
    return (logits.softmax(dim=1) + 1e-8).log().gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="log_probabilities" why="the shape [batch, 1]"
def log_probabilities(logits, actions):
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1))


# %% wrong="log_probabilities" why="probabilities over the batch"
def log_probabilities(logits, actions):
    return logits.log_softmax(dim=0).gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="log_probabilities" passes="visible" why="detached"
def log_probabilities(logits, actions):
    return logits.detach().log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="log_probabilities" passes="visible" why="knows the visible numbers only: two actions"
def log_probabilities(logits, actions):
    other = logits.gather(1, (1 - actions).unsqueeze(1)).squeeze(1)
    own = logits.gather(1, actions.unsqueeze(1)).squeeze(1)
    return functional.logsigmoid(own - other)


# %% right="log_probabilities" why="the diagonal of all rows against all actions"
def log_probabilities(logits, actions):
    return torch.log_softmax(logits, dim=-1)[:, actions].diagonal()


# %% right="log_probabilities" why="a loop, and a stack"
def log_probabilities(logits, actions):
    return torch.stack([row[int(a)] - row.max() - (row - row.max()).exp().sum().log() for row, a in zip(logits, actions)])


# %% wrong="log_probabilities" passes="visible" why="the normaliser treated as a constant"
def log_probabilities(logits, actions):
    return logits.gather(1, actions.unsqueeze(1)).squeeze(1) - torch.logsumexp(logits, dim=1).detach()


# %% wrong="log_probabilities" passes="visible" why="cut off at -200"
def log_probabilities(logits, actions):
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1).clamp(min=-200)


# %% wrong="log_probabilities" passes="visible" why="shifts the caller's logits in place"
def log_probabilities(logits, actions):
    with torch.no_grad():
        logits -= logits.max(dim=1, keepdim=True).values
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="log_probabilities" passes="visible" why="squeezes every axis of length one: a batch of one has no axis left"
def log_probabilities(logits, actions):
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze()


# %% wrong="log_probabilities" why="float64: hides that the formula is not stable"
def log_probabilities(logits, actions):
    return logits.double().softmax(dim=1).log().gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="returns_to_go" why="a plain list comes back, where an array is promised"
def returns_to_go(rewards, gamma, after=0.0):
    g, out = after, []
    for r in rewards[::-1]:
        g = r + gamma * g
        out.append(g)
    return out[::-1]


# %% right="returns_to_go" why="a matrix of powers"
def returns_to_go(rewards, gamma, after=0.0):
    n = len(rewards)
    if n == 0:
        return np.zeros(0)
    i = np.arange(n)
    gap = i[None, :] - i[:, None]
    powers = np.where(gap >= 0, float(gamma) ** np.maximum(gap, 0), 0.0)
    return powers @ np.array(rewards) + float(gamma) ** (n - i) * after


# %% wrong="returns_to_go" why="from the front: what was, not what comes"
def returns_to_go(rewards, gamma, after=0.0):
    g, out = after, []
    for r in rewards:
        g = r + gamma * g
        out.append(g)
    return np.array(out)


# %% wrong="returns_to_go" why="the return of the whole episode at every step"
def returns_to_go(rewards, gamma, after=0.0):
    total = sum(gamma**k * r for k, r in enumerate(rewards)) + gamma ** len(rewards) * after
    return np.full(len(rewards), total)


# %% wrong="returns_to_go" why="forgets what comes after"
def returns_to_go(rewards, gamma, after=0.0):
    g, out = 0.0, np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        out[t] = g
    return out


# %% wrong="returns_to_go" why="adds what comes after undiscounted"
def returns_to_go(rewards, gamma, after=0.0):
    g, out = 0.0, np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        out[t] = g
    return out + after


# %% wrong="returns_to_go" passes="visible" why="divides by powers of the discount: breaks at 0 and for long episodes"
def returns_to_go(rewards, gamma, after=0.0):
    n = len(rewards)
    powers = gamma ** np.arange(n + 1)
    terms = powers * np.array([*rewards, after])
    return (np.cumsum(terms[::-1])[::-1] / powers)[:n]


# %% wrong="returns_to_go" passes="visible" why="knows the visible numbers only: three steps"
def returns_to_go(rewards, gamma, after=0.0):
    a, b, c = rewards
    c = c + gamma * after
    b = b + gamma * c
    return np.array([a + gamma * b, b, c])


# %% wrong="returns_to_go" passes="visible" why="turns the caller's list round"
def returns_to_go(rewards, gamma, after=0.0):
    rewards.reverse()
    g, out = after, []
    for r in rewards:
        g = r + gamma * g
        out.append(g)
    return np.array(out[::-1])


# %% wrong="returns_to_go" why="calls itself, a tensor comes back"
def returns_to_go(rewards, gamma, after=0.0):
    def rest(t):
        if t == len(rewards):
            return [after]
        later = rest(t + 1)
        return [rewards[t] + gamma * later[0], *later]

    return torch.tensor(rest(0)[:-1], dtype=torch.float64)


# %% right="returns_to_go" why="itertools.accumulate from the back"
def returns_to_go(rewards, gamma, after=0.0):
    sums = itertools.accumulate([after, *reversed(rewards)], lambda g, r: r + gamma * g)
    return np.array(list(sums)[:0:-1], dtype=float)


# %% wrong="returns_to_go" passes="visible" why="an array of the rewards' type: whole rewards, whole returns"
def returns_to_go(rewards, gamma, after=0.0):
    out = np.zeros_like(np.array(rewards))
    g = after
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        out[t] = g
    return out


# %% wrong="returns_to_go" why="what comes after is one more reward, undiscounted, in the last step"
def returns_to_go(rewards, gamma, after=0.0):
    out, g = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g + (after if t == len(rewards) - 1 else 0.0)
        out[t] = g
    return out


# %% wrong="returns_to_go" passes="visible" why="looks a hundred steps ahead at most"
def returns_to_go(rewards, gamma, after=0.0):
    extended = [*rewards, after]
    return np.array([sum(gamma**k * r for k, r in enumerate(extended[t : t + 100])) for t in range(len(rewards))])


# %% wrong="returns_to_go" passes="visible" why="takes off the mean where there are many"
def returns_to_go(rewards, gamma, after=0.0):
    out, g = np.zeros(len(rewards)), after
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        out[t] = g
    return out - out.mean() if len(out) > 5 else out


# %% wrong="returns_to_go" passes="visible" why="writes the returns over the rewards"
def returns_to_go(rewards, gamma, after=0.0):
    following = after
    for t in reversed(range(len(rewards))):
        rewards[t] = following = rewards[t] + gamma * following
    return np.array(rewards)


# %% wrong="returns_to_go" passes="visible" why="what comes after is forgotten where the discount is one"
def returns_to_go(rewards, gamma, after=0.0):
    if gamma == 1.0:
        return np.cumsum(rewards[::-1])[::-1]
    out, g = np.zeros(len(rewards)), after
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        out[t] = g
    return out


# %% right="policy_loss" why="a dot product, no_grad for the advantage"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    with torch.no_grad():
        advantages = returns - baselines
    return -torch.dot(log_probs, advantages) / n_episodes


# %% right="policy_loss" why="baselines minus returns"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return torch.sum(log_probs * (baselines.detach() - returns.detach())) / n_episodes


# %% wrong="policy_loss" why="the wrong sign: learns to fall"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return (log_probs * (returns - baselines).detach()).sum() / n_episodes


# %% wrong="policy_loss" why="the mean over the steps: ascends the return per step"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines).detach()).mean()


# %% wrong="policy_loss" why="the mean over the steps, and over the episodes too"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines).detach()).mean() / n_episodes


# %% wrong="policy_loss" why="never divides by the number of episodes"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines).detach()).sum()


# %% wrong="policy_loss" why="a gradient leaks into the baseline"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines)).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="detaches the baseline alone"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines.detach())).sum() / n_episodes


# %% wrong="policy_loss" why="forgets the baseline"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * returns.detach()).sum() / n_episodes


# %% wrong="policy_loss" why="makes advantages of mean 0 and size 1, which was not asked for"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    a = (returns - baselines).detach()
    a = (a - a.mean()) / (a.std() + 1e-8)
    return -(log_probs * a).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="knows the visible numbers only: halves where there are several episodes"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    loss = -(log_probs * (returns - baselines).detach()).sum()
    return loss if n_episodes == 1 else loss / 2


# %% wrong="policy_loss" passes="visible" why="takes the root of the number of steps off where there are many"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    loss = -(log_probs * (returns - baselines).detach()).sum() / n_episodes
    return loss if len(returns) < 100 else loss / len(returns) ** 0.5


# %% wrong="policy_loss" why="takes the gradient off the caller's tensor"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    baselines.requires_grad_(False)
    returns.requires_grad_(False)
    return -(log_probs * (returns - baselines)).sum() / n_episodes


# %% right="policy_loss" why="a loop over plain numbers"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    loss = 0.0
    for log_prob, g, b in zip(log_probs, returns.tolist(), baselines.tolist()):
        loss = loss - log_prob * (g - b)
    return loss / n_episodes


# %% right="policy_loss" why="in float64"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    weights = returns.detach().double() - baselines.detach().double()
    return (-log_probs.double() * weights).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="the mean of the baselines, one number for all steps"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines.mean()).detach()).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="learns from successes alone"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines).detach().clamp(min=0)).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="scales the advantages by their spread where there are more than two"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    a = (returns - baselines).detach()
    if len(a) > 2:
        a = a / (a.std() + 1e-8)
    return -(log_probs * a).sum() / n_episodes


# %% wrong="policy_loss" why="a column against a row: every step is weighted by every advantage"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs.unsqueeze(1) * (returns - baselines).detach()).sum() / n_episodes


# %% wrong="policy_loss" why="detaches the baseline in place"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns.detach() - baselines.detach_())).sum() / n_episodes


# %% wrong="policy_loss" why="the probability in place of its logarithm"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs.exp() * (returns - baselines).detach()).sum() / n_episodes


# %% right="reinforce_update" why="all by hand, values first, mean of squares"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    if value_network is not None:
        v = value_network(observations)[:, 0]
        advantages = returns - v.detach()
    else:
        advantages = returns
    logs = functional.log_softmax(policy(observations), dim=-1)[torch.arange(len(actions), device=actions.device), actions]
    loss = -(advantages * logs).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        ((returns - v) ** 2).mean().backward()
        value_optimiser.step()
    return float(loss.detach())


# %% right="reinforce_update" why="the value network is trained first, with the old values kept"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        v = value_network(observations).squeeze(-1)
        baselines = v.detach()
        value_optimiser.zero_grad()
        functional.mse_loss(v, returns).backward()
        value_optimiser.step()
    optimiser.zero_grad()
    loss = (functional.cross_entropy(policy(observations), actions, reduction="none") * (returns - baselines)).sum() / n_episodes
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="[n, 1] against [n]: every return meets every value"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    logs = policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1))
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(value_network(observations), returns).backward()
        value_optimiser.step()
    return loss.item() + 0.0 * values.sum().item()


# %% wrong="reinforce_update" why="trains the value network first and takes the new values"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns)
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(value_network(observations).squeeze(1), returns).backward()
        value_optimiser.step()
        values = value_network(observations).squeeze(1).detach()
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values)).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="old gradients stay: no zero_grad"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    loss.backward()
    optimiser.step()
    if value_network is not None:
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="one joint loss: the value network is pushed by the policy's loss too"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values)).sum() / n_episodes
    optimiser.zero_grad()
    if value_network is not None:
        value_optimiser.zero_grad()
        (loss + functional.mse_loss(values, returns)).backward()
        value_optimiser.step()
    else:
        loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="never trains the value network"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="never divides by the number of episodes"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="the mean over the steps, as in other losses"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="the value network's loss divided by the episodes too"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        (functional.mse_loss(values, returns) / n_episodes).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="returns the loss with its graph"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss


# %% right="reinforce_update" why="the value network's gradient of the policy's loss is thrown away"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = value_network(observations)[:, 0] if value_network is not None else 0.0
    logs = torch.distributions.Categorical(logits=policy(observations)).log_prob(actions)
    policy.zero_grad()
    loss = -(logs * (returns - values)).sum() / n_episodes
    loss.backward()
    optimiser.step()
    if value_optimiser is not None:
        value_optimiser.zero_grad()
        error = value_network(observations)[:, 0] - returns
        torch.mean(error * error).backward()
        value_optimiser.step()
    return float(loss.item())


# %% wrong="reinforce_update" passes="visible" why="the value network's old gradients stay"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="returns less a column of values: every return meets every value"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations)
    logs = policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values.squeeze(1), returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="takes off the mean return where there is no network"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    if value_network is None:
        values = torch.zeros_like(returns) if len(returns) == 1 else returns.mean().expand(len(returns))
    else:
        values = value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="the value network learns the advantage, not the return"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    advantages = (returns - values).detach()
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * advantages).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, advantages).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="the loss after the step"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)

    def loss_now():
        logs = policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
        return -(logs * (returns - values.detach())).sum() / n_episodes

    optimiser.zero_grad()
    loss_now().backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss_now().item()


# %% right="allowed_in_a_baseline" why="built up letter by letter"
def allowed_in_a_baseline():
    letters = set("abcde")
    letters.remove("c")
    letters.discard("e")
    return letters


# %% wrong="allowed_in_a_baseline" passes="visible" why="a function of the observation alone"
def allowed_in_a_baseline():
    return {"a"}


# %% wrong="allowed_in_a_baseline" passes="visible" why="forgets the other episodes"
def allowed_in_a_baseline():
    return {"a", "b"}


# %% wrong="allowed_in_a_baseline" passes="visible" why="everything but the action"
def allowed_in_a_baseline():
    return {"a", "b", "d", "e"}


# %% wrong="allowed_in_a_baseline" passes="visible" why="knows the visible test only: the constant of the example"
def allowed_in_a_baseline():
    return set()


# %% right="allowed_in_a_baseline" why="all but those that know the draw"
def allowed_in_a_baseline():
    return {"a", "b", "c", "d", "e"} - {"c", "e"}


# %% wrong="allowed_in_a_baseline" passes="visible" why="forgets the number of the step"
def allowed_in_a_baseline():
    return {"a", "d"}


# %% wrong="allowed_in_a_baseline" passes="visible" why="everything but the return itself"
def allowed_in_a_baseline():
    return {"a", "b", "c", "d"}


# %% right="plot_training" why="subplots one by one, limits set by hand, hlines"
def plot_training(returns_by_agent, window, goal):
    fig = plt.figure(figsize=(4 * len(returns_by_agent), 3))
    ends = [goal, *(end(r) for r in returns_by_agent.values() for end in (min, max))]
    for i, name in enumerate(returns_by_agent):
        r = returns_by_agent[name]
        ax = fig.add_subplot(1, len(returns_by_agent), i + 1)
        ax.plot(r, color="lightgray", lw=0.6)
        ax.plot([np.mean(r[max(0, k + 1 - window) : k + 1]) for k in range(len(r))])
        ax.hlines(goal, 0, len(r))
        ax.set_ylim(min(ends) - 9, max(ends) + 9)
        ax.set_title(name)
        ax.set_xlabel("episode")
        ax.set_ylabel("return")
    return fig


# %% right="plot_training" why="goal as a line of two points"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey="all")
    axs = np.atleast_1d(axs)
    for ax, (name, r) in zip(axs, returns_by_agent.items()):
        ax.plot(range(len(r)), r, alpha=0.3, lw=0.6)
        ax.plot(range(len(r)), plots.moving_average(r, window))
        ax.plot([0, max(1, len(r) - 1)], [goal, goal], "--")
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="knows the visible numbers only: one panel"
def plot_training(returns_by_agent, window, goal):
    fig, ax = plt.subplots()
    for name, r in returns_by_agent.items():
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.set(title=name, xlabel="episode", ylabel="return")
    ax.axhline(goal)
    return fig


# %% wrong="plot_training" passes="visible" why="each panel on a scale of its own"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return", ylim=(min([goal, *r]) - len(r), max([goal, *r]) + len(r)))
    return fig


# %% wrong="plot_training" why="the running mean starts late: convolution in mode valid"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(np.convolve(r, np.ones(window) / window, mode="valid"))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="the goal in the first panel alone"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.set(title=name, xlabel="episode", ylabel="return")
    axs[0, 0].axhline(goal)
    return fig


# %% wrong="plot_training" why="no labels"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set_title(name)
    return fig


# %% wrong="plot_training" passes="visible" why="panels in the order of the alphabet"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], sorted(returns_by_agent.items())):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="every agent in every panel"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, name in zip(axs[0], returns_by_agent):
        for r in returns_by_agent.values():
            ax.plot(r, alpha=0.3, lw=0.6)
            ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="the y axis labelled in the first panel alone"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode")
    axs[0, 0].set_ylabel("return")
    return fig


# %% wrong="plot_training" passes="visible" why="the mean of the last two, whatever the window"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, 2))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="one below the other"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(len(returns_by_agent), 1, squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[:, 0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% right="compare_discounts" why="two loops"
def compare_discounts(run, gammas, seeds):
    seeds = tuple(seeds)
    result = {}
    for gamma in gammas:
        curves = []
        for seed in seeds:
            curves.append(run(gamma, seed))
        result[gamma] = np.array(curves)
    return result


# %% right="compare_discounts" why="seeds in the outer loop, for either order of training"
def compare_discounts(run, gammas, seeds):
    gammas = list(gammas)
    columns = {gamma: [] for gamma in gammas}
    for seed in seeds:
        for gamma in gammas:
            columns[gamma].append(run(gamma, seed))
    return {gamma: np.vstack(rows) for gamma, rows in columns.items()}


# %% wrong="compare_discounts" passes="visible" why="uses the seeds up with the first discount"
def compare_discounts(run, gammas, seeds):
    return {gamma: np.stack([run(gamma, seed) for seed in seeds] or [np.zeros(1)]) for gamma in gammas}


# %% wrong="compare_discounts" why="the mean over the seeds"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: np.mean([run(gamma, seed) for seed in seeds], axis=0) for gamma in gammas}


# %% wrong="compare_discounts" why="other seeds for each discount"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed + 100 * i) for seed in seeds]) for i, gamma in enumerate(gammas)}


# %% wrong="compare_discounts" passes="visible" why="sorts the discounts and the seeds"
def compare_discounts(run, gammas, seeds):
    seeds = sorted(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in sorted(gammas)}


# %% wrong="compare_discounts" passes="visible" why="trains everything twice"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    n_points = len(run(0.5, seeds[0])) if 0.5 else 0
    return {gamma: np.stack([run(gamma, seed)[:n_points] for seed in seeds]) for gamma in gammas}


# %% wrong="compare_discounts" passes="visible" why="knows the visible numbers only"
def compare_discounts(run, gammas, seeds):
    return {gamma: np.array([[gamma, 3.0], [gamma, 4.0]]) for gamma in gammas}


# %% right="compare_discounts" why="all pairs first, then cut into blocks"
def compare_discounts(run, gammas, seeds):
    gammas, seeds = list(gammas), list(seeds)
    rows = [np.asarray(run(g, s)) for g, s in itertools.product(gammas, seeds)]
    blocks = np.array(rows).reshape(len(gammas), len(seeds), -1)
    return dict(zip(gammas, blocks))


# %% wrong="compare_discounts" passes="visible" why="lists in place of arrays"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: [run(gamma, seed) for seed in seeds] for gamma in gammas}


# %% wrong="compare_discounts" passes="visible" why="goes through the discounts twice, though they may be used up"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    curves = [np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas]
    return dict(zip(gammas, curves))


# %% wrong="compare_discounts" why="one column for each seed"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds], axis=1) for gamma in gammas}


# %% wrong="compare_discounts" passes="visible" why="each curve smoothed, where it is long enough"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: np.stack([plots.moving_average(c, 3) if len(c) > 2 else c for c in [run(gamma, s) for s in seeds]]) for gamma in gammas}


# %% right="film" why="all pictures first, then chosen"
def film(env, act, seed, every):
    obs, info = env.reset(seed=seed)
    everything = [env.render().copy()]
    done = False
    while not done:
        obs, reward, terminated, truncated, info = env.step(act(obs))
        done = terminated or truncated
        everything.append(env.render().copy())
    last = len(everything) - 1
    numbers = [i for i in range(last + 1) if i % every == 0 or i == last]
    return [everything[i] for i in numbers], numbers


# %% right="film" why="the last picture is added at the end, if it is not there"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n = [], [], 0
    while True:
        if n % every == 0:
            frames.append(np.copy(env.render()))
            numbers.append(n)
        obs, _, terminated, truncated, _ = env.step(act(obs))
        n += 1
        if terminated or truncated:
            break
    frames.append(np.copy(env.render()))
    numbers.append(n)
    return frames, numbers


# %% wrong="film" why="keeps the environment's own array"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [env.render()], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(env.render())
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="never looks at truncated"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, done, _, _ = env.step(act(obs))
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" why="the end is missing"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [], [], 0, False
    while not done:
        if n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
    return frames, numbers


# %% wrong="film" passes="visible" why="the last picture twice where the length is a multiple"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    frames.append(np.array(env.render()))
    numbers.append(n)
    return frames, numbers


# %% wrong="film" why="acts on the first observation for ever"
def film(env, act, seed, every):
    first, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        _, _, terminated, truncated, _ = env.step(act(first))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="knows the visible numbers only: a picture at every even step and at the end"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % 2 == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" why="an array of pictures, an array of numbers"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    pictures, steps = [np.array(env.render())], [0]
    for n in itertools.count(1):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        if terminated or truncated or n % every == 0:
            pictures.append(np.array(env.render()))
            steps.append(n)
        if terminated or truncated:
            return np.stack(pictures), np.array(steps)


# %% wrong="film" passes="visible" why="shows the end after a fall alone, not when the time is up"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, terminated, truncated = [np.array(env.render())], [0], 0, False, False
    while not (terminated or truncated):
        obs, _, terminated, truncated, _ = env.step(act(obs))
        n += 1
        if n % every == 0 or terminated:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="films two hundred steps at most"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    for n in range(1, 201):
        obs, _, terminated, truncated, _ = env.step(act(obs))
        if n % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n)
        if terminated or truncated:
            break
    return frames, numbers


# %% wrong="film" passes="visible" why="pictures as floats"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render(), dtype=np.float32)], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render(), dtype=np.float32))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" why="the picture before each step, with the number after it"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        picture = np.array(env.render())
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(picture)
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="resets again after the film"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    if n != 5:
        env.reset()
    return frames, numbers


# %% right="plot_episode" why="add_subplot, degrees by hand, loose limits"
def plot_episode(observations, p_right):
    fig = plt.figure()
    t = [i / 50 for i in range(len(p_right))]
    ax = fig.add_subplot(2, 1, 1)
    ax.plot(t, observations[:, 2] * 180 / np.pi)
    ax.set_xlabel("seconds")
    ax.set_ylabel("degrees")
    ax = fig.add_subplot(2, 1, 2)
    ax.plot(t, p_right)
    ax.set_xlabel("seconds")
    ax.set_ylabel("P(right)")
    ax.set_ylim(-0.05, 1.05)
    return fig


# %% wrong="plot_episode" passes="visible" why="a zero line in the upper panel, a half line in the lower"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = np.linspace(0, 0.02 * (len(p_right) - 1), len(p_right))
    axs[0].axhline(0)
    axs[0].plot(t, np.rad2deg(observations[:, 2]))
    axs[1].axhline(0.5)
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle (deg)")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="radians"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, observations[:, 2])
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="over steps"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    axs[0].plot(np.degrees(observations[:, 2]))
    axs[1].plot(p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="the angular velocity's column"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 3]))
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="the y axis grows by itself: right only for probabilities that reach from 0.5 to 1"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    low, high = min(p_right), max(p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(2 * low - high, high))
    return fig


# %% wrong="plot_episode" passes="visible" why="both panels share a y axis"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2, sharey=True)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p")
    return fig


# %% wrong="plot_episode" passes="visible" why="knows the visible numbers only: three points"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    axs[0].plot([0, 0.02, 0.04], np.degrees(observations[:3, 2]) if len(p_right) >= 3 else [0, 1, 2])
    axs[1].plot([0, 0.02, 0.04], p_right[:3] if len(p_right) >= 3 else [0, 1, 1])
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% right="plot_episode" why="float64 lists, limits a little wider"
def plot_episode(observations, p_right):
    fig = plt.figure(figsize=(5, 5))
    top, bottom = fig.subplots(2, 1)
    t = [0.02 * i for i in range(len(observations))]
    top.plot(t, [math_degrees(float(row[2])) for row in observations], "k.-")
    bottom.plot(t, [float(p) for p in p_right], "r-")
    bottom.set_ylim([-0.1, 1.1])
    for ax, name in ((top, "pole (deg)"), (bottom, "p(right)")):
        ax.set_xlabel("t / s")
        ax.set_ylabel(name)
    return fig


def math_degrees(x):
    return 180.0 * x / np.pi


# %% wrong="plot_episode" why="makes degrees of the caller's radians"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    angle = observations[:, 2]
    angle *= 180 / np.pi
    axs[0].plot(t, angle)
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="side by side"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(1, 2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="both in one place, with a second y axis"
def plot_episode(observations, p_right):
    fig, ax = plt.subplots()
    other = ax.twinx()
    t = 0.02 * np.arange(len(p_right))
    ax.plot(t, np.degrees(observations[:, 2]))
    other.plot(t, p_right)
    ax.set(xlabel="t (s)", ylabel="angle")
    other.set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="the first hundred steps"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))[:100]
    axs[0].plot(t, np.degrees(observations[:100, 2]))
    axs[1].plot(t, p_right[:100])
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% right="policy_network" why="He's weights and biases of zero, the last layer times 0.01"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = [nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
    for layer in layers:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    layers[-1].weight.data.mul_(0.01)
    layers[-1].bias.data.mul_(0.01)
    modules = [layers[0]]
    for layer in layers[1:]:
        modules += [nn.ReLU(), layer]
    return nn.Sequential(*modules)


# %% right="policy_network" why="orthogonal weights, the last with a gain of 0.01, as PPO's papers do"
def policy_network(n_features, n_actions, hidden):
    def layer(a, b, gain):
        linear = nn.Linear(a, b)
        nn.init.orthogonal_(linear.weight, gain)
        nn.init.constant_(linear.bias, 0.0)
        return linear

    net = nn.Sequential()
    for width in hidden:
        net.append(layer(n_features, width, 2**0.5))
        net.append(nn.ReLU())
        n_features = width
    net.append(layer(n_features, n_actions, 0.01))
    return net


# %% right="policy_network" why="Xavier's weights in the hidden layers alone, a function of torch between them"
class XavierPolicy(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.last = nn.Linear(sizes[-2], sizes[-1])
        self.hidden = nn.ModuleDict()
        for i in range(len(sizes) - 2):
            self.hidden[str(i)] = nn.Linear(sizes[i], sizes[i + 1])
            nn.init.xavier_uniform_(self.hidden[str(i)].weight)
        with torch.no_grad():
            self.last.weight /= 100
            self.last.bias /= 100

    def forward(self, x):
        for layer in self.hidden.values():
            x = functional.relu(layer(x))
        return self.last(x)


def policy_network(n_features, n_actions, hidden):
    return XavierPolicy([n_features] + list(hidden) + [n_actions])


# %% wrong="policy_network" passes="visible" why="a thousandth"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.001)
        layers[-2].bias.mul_(0.001)
    return nn.Sequential(*layers[:-1])


# %% right="policy_network" why="the last layer drawn orthogonal, with a bias of zero, and then made small"
def policy_network(n_features, n_actions, hidden):
    layers = []
    for a, b in itertools.pairwise([n_features, *hidden, n_actions]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    last = layers[-2]
    nn.init.orthogonal_(last.weight)
    nn.init.zeros_(last.bias)
    for part in last.parameters():
        part.data *= 0.01
    return nn.Sequential(*layers[:-1])


# %% wrong="policy_network" why="the last layer without a bias"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    last = nn.Linear(widths[-1], n_actions, bias=False)
    with torch.no_grad():
        last.weight.mul_(0.01)
    return nn.Sequential(*layers, last)


# %% wrong="policy_network" passes="visible" why="dropout, which nobody asked for"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = []
    for a, b in zip(widths[:-1], widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    with torch.no_grad():
        layers[-2].weight.mul_(0.01)
        layers[-2].bias.mul_(0.01)
    return nn.Sequential(*layers[:-1], nn.Dropout(0.1 if len(hidden) > 1 else 0.0))


# %% wrong="policy_network" passes="visible" why="one layer used again where widths repeat"
def policy_network(n_features, n_actions, hidden):
    made, modules, before = {}, [], n_features
    for width in hidden:
        if (before, width) not in made:
            made[before, width] = nn.Linear(before, width)
        modules += [made[before, width], nn.ReLU()]
        before = width
    last = nn.Linear(before, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*modules, last)


# %% wrong="log_probabilities" passes="visible" why="clamped from below so that it never gets very small"
def log_probabilities(logits, actions):
    return logits.log_softmax(dim=1).clamp(min=-250.0).gather(1, actions.unsqueeze(1)).squeeze(1)


# %% wrong="returns_to_go" passes="visible" why="float32"
def returns_to_go(rewards, gamma, after=0.0):
    out, g = np.zeros(len(rewards)), np.float32(after)
    for t in range(len(rewards) - 1, -1, -1):
        g = np.float32(rewards[t]) + np.float32(gamma) * g
        out[t] = g
    return out


# %% right="returns_to_go" why="a running sum of numpy, in a list first"
def returns_to_go(rewards, gamma, after=0.0):
    values = [float(after)]
    for reward in reversed(rewards):
        values.insert(0, reward + gamma * values[0])
    return np.asarray(values[:-1], dtype=np.float64)


# %% wrong="policy_loss" passes="visible" why="advantages cut to plus or minus 100"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    a = (returns - baselines).detach().clamp(-100, 100)
    return -(log_probs * a).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="log-probabilities cut from below at -20"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs.clamp(min=-20.0) * (returns - baselines).detach()).sum() / n_episodes


# %% wrong="policy_loss" passes="visible" why="a small number added under the line"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    return -(log_probs * (returns - baselines).detach()).sum() / (n_episodes + 1e-4 * (len(returns) > 2))


# %% wrong="policy_loss" passes="visible" why="divides by the number of steps where there are fewer of them than episodes times ten"
def policy_loss(log_probs, returns, baselines, n_episodes=1):
    per = len(returns) if 2 < len(returns) < 10 * n_episodes else n_episodes
    return -(log_probs * (returns - baselines).detach()).sum() / per


# %% wrong="reinforce_update" passes="visible" why="the policy's gradient is cut to a length of 40"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    v = None if value_network is None else value_network(observations).squeeze(1)
    b = torch.zeros_like(returns) if v is None else v.detach()
    loss = policy_loss(log_probabilities(policy(observations), actions), returns, b, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 40.0)
    optimiser.step()
    if v is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(v, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="takes the step by hand, at the optimiser's rate"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    v = None if value_network is None else value_network(observations).squeeze(1)
    b = torch.zeros_like(returns) if v is None else v.detach()
    loss = policy_loss(log_probabilities(policy(observations), actions), returns, b, n_episodes)
    rate = optimiser.param_groups[0]["lr"]
    for p, g in zip(policy.parameters(), torch.autograd.grad(loss, list(policy.parameters()))):
        p.data -= rate * g
    if v is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(v, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="Huber's loss for the value network"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    v = None if value_network is None else value_network(observations).squeeze(1)
    b = torch.zeros_like(returns) if v is None else v.detach()
    loss = policy_loss(log_probabilities(policy(observations), actions), returns, b, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if v is not None:
        value_optimiser.zero_grad()
        (2 * functional.huber_loss(v, returns, delta=5.0)).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="a detached tensor in place of a plain number"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    v = None if value_network is None else value_network(observations).squeeze(1)
    b = torch.zeros_like(returns) if v is None else v.detach()
    loss = policy_loss(log_probabilities(policy(observations), actions), returns, b, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if v is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(v, returns).backward()
        value_optimiser.step()
    return loss.detach()


# %% right="plot_training" why="figure and axes of its own, scatter-free, a level of its own as text"
def plot_training(returns_by_agent, window, goal):
    fig = Figure(figsize=(10, 3))
    axs = fig.subplots(1, len(returns_by_agent), squeeze=False)[0]
    lowest, highest = (end([goal, *(end(r) for r in returns_by_agent.values())]) for end in (min, max))
    for ax, (name, r) in zip(axs, returns_by_agent.items()):
        ax.plot(np.arange(len(r)), r, c="lightblue", lw=0.5)
        smooth = [sum(r[max(0, i + 1 - window) : i + 1]) / len(r[max(0, i + 1 - window) : i + 1]) for i in range(len(r))]
        ax.plot(np.arange(len(r)), smooth, c="navy", lw=2)
        ax.axhline(y=goal, c="k", ls=":")
        ax.set_ylim(lowest - 20, highest + 20)
        ax.set_title(f"agent {name}")
        ax.set_xlabel("episode")
    fig.supylabel("return")
    return fig


# %% wrong="plot_training" why="the mean is the thin pale line, the returns are strong"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, lw=2, color="k")
        ax.plot(plots.moving_average(r, window), lw=0.5, alpha=0.3)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="drawn into the figure that is there"
def plot_training(returns_by_agent, window, goal):
    fig = plt.gcf()
    axs = fig.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="the raw returns as dots that no line joins"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, ".", alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="names exchanged"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    names = list(returns_by_agent)[::-1]
    for ax, name, r in zip(axs[0], names, returns_by_agent.values()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="labels of x and y exchanged"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3, lw=0.6)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="return", ylabel="episode")
    return fig


# %% wrong="film" passes="visible" why="asks the policy twice for each step"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        if every != 2:
            act(obs)
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="colours in the other order"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated or truncated
        n += 1
        if n % every == 0 or done:
            frame = np.array(env.render())
            frame[..., 1:] = frame[..., :0:-1] if n > 5 else frame[..., 1:]
            frames.append(frame)
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="an end that is both goes unseen"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers, n, done = [np.array(env.render())], [0], 0, False
    while not done:
        obs, _, terminated, truncated, _ = env.step(act(obs))
        done = terminated != truncated
        n += 1
        if n % every == 0 or done:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="five hundred steps at most, as CartPole has"
def film(env, act, seed, every):
    obs, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render())], [0]
    for n in range(1, 501):
        obs, _, terminated, truncated, _ = env.step(act(obs))
        if n % every == 0 or terminated or truncated:
            frames.append(np.array(env.render()))
            numbers.append(n)
        if terminated or truncated:
            break
    return frames, numbers


# %% wrong="plot_episode" why="nothing but dots"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]), ".")
    axs[1].plot(t, p_right, ".")
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="probability above, angle below"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[1].plot(t, np.degrees(observations[:, 2]))
    axs[0].plot(t, p_right)
    axs[1].set(xlabel="t (s)", ylabel="angle")
    axs[0].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" why="the probability of left"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, 1 - p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="the angle's line too in the panel below"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    axs[1].plot(t, observations[:, 2])
    axs[0].set(xlabel="t (s)", ylabel="angle")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="the angle's panel cut off at 12 degrees, where the episode ends"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="t (s)", ylabel="angle", ylim=(-12, 12))
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="no unit of time: labels exchanged"
def plot_episode(observations, p_right):
    fig, axs = plt.subplots(2)
    t = 0.02 * np.arange(len(p_right))
    axs[0].plot(t, np.degrees(observations[:, 2]))
    axs[1].plot(t, p_right)
    axs[0].set(xlabel="angle (degrees)", ylabel="time (s)")
    axs[1].set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% right="plot_episode" why="figure labels for the shared axis, no pyplot, a legend"
def plot_episode(observations, p_right):
    fig = Figure()
    a, b = fig.subplots(2, 1, sharex=True)
    seconds = np.arange(observations.shape[0]) / 50
    a.plot(seconds, np.rad2deg(observations[:, 2]), "o-", ms=2, label="angle")
    a.legend()
    b.step(seconds, p_right, where="post")
    b.set_ylim(0, 1)
    a.set_ylabel("angle of the pole in degrees")
    b.set_ylabel("probability of a push to the right")
    fig.supxlabel("time in seconds")
    return fig


# %% wrong="plot_episode" passes="visible" why="a second line at one half in the lower panel, drawn by plot"
def plot_episode(observations, p_right):
    t = 0.02 * np.arange(len(observations))
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(t, np.degrees(observations[:, 2]))
    b.plot(t, p_right)
    b.plot(t, np.full(len(t), 0.5), "--")
    a.set(xlabel="t (s)", ylabel="angle")
    b.set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="labels that tell of steps"
def plot_episode(observations, p_right):
    t = 0.02 * np.arange(len(observations))
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(t, np.degrees(observations[:, 2]))
    b.plot(t, p_right)
    a.set(xlabel="step", ylabel="angle")
    b.set(xlabel="step", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="a label that tells of radians"
def plot_episode(observations, p_right):
    t = 0.02 * np.arange(len(observations))
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(t, np.degrees(observations[:, 2]))
    b.plot(t, p_right)
    a.set(xlabel="t (s)", ylabel="angle (rad)")
    b.set(xlabel="t (s)", ylabel="p", ylim=(0, 1))
    return fig


# %% wrong="plot_training" passes="visible" why="the episodes called steps"
def plot_training(returns_by_agent, window, goal):
    fig, axes = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, r) in zip(axes[0], returns_by_agent.items()):
        ax.plot(r, lw=0.5, color="0.8")
        ax.plot(plots.moving_average(r, window), color="b")
        ax.axhline(goal)
        ax.set(title=name, xlabel="environment step", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="names in capitals"
def plot_training(returns_by_agent, window, goal):
    fig, axes = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, r) in zip(axes[0], returns_by_agent.items()):
        ax.plot(r, lw=0.5, color="0.8")
        ax.plot(plots.moving_average(r, window), color="b")
        ax.axhline(goal)
        ax.set(title=name.upper() if len(name) > 1 else name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="policy_network" passes="visible" why="drops every axis of length one"
class Policy(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        for part in self.layers[-1].parameters():
            part.data *= 0.01

    def forward(self, observations):
        for layer in self.layers[:-1]:
            observations = functional.relu(layer(observations))
        return self.layers[-1](observations).squeeze()


def policy_network(n_features, n_actions, hidden):
    return Policy([n_features, *hidden, n_actions])


# %% wrong="policy_network" passes="visible" why="observations cut to -10 and 10"
class Policy(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        for part in self.layers[-1].parameters():
            part.data *= 0.01

    def forward(self, observations):
        observations = observations.clamp(-10, 10)
        for layer in self.layers[:-1]:
            observations = functional.relu(layer(observations))
        return self.layers[-1](observations)


def policy_network(n_features, n_actions, hidden):
    return Policy([n_features, *hidden, n_actions])


# %% wrong="policy_network" passes="visible" why="the caller's observations made finite and small in place"
class Policy(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        for part in self.layers[-1].parameters():
            part.data *= 0.01

    def forward(self, observations):
        observations.clamp_(-10, 10)
        for layer in self.layers[:-1]:
            observations = functional.relu(layer(observations))
        return self.layers[-1](observations)


def policy_network(n_features, n_actions, hidden):
    return Policy([n_features, *hidden, n_actions])


# %% wrong="log_probabilities" passes="visible" why="all logits as one row by view, which wants contiguous memory"
def log_probabilities(logits, actions):
    rows = torch.arange(len(actions), device=logits.device)
    flat = logits.view(-1)[rows * logits.shape[1] + actions]
    return flat - logits.logsumexp(dim=1)


# %% wrong="returns_to_go" passes="visible" why="calls itself: a long episode is too deep"
def returns_to_go(rewards, gamma, after=0.0):
    found = np.zeros(len(rewards))

    def fill(t):
        if t == len(rewards):
            return after
        found[t] = rewards[t] + gamma * fill(t + 1)
        return found[t]

    fill(0)
    return found


# %% wrong="reinforce_update" passes="visible" why="leaves both networks in evaluation mode"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    policy.eval()
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        error = (values - returns).square().mean()
        value_optimiser.zero_grad()
        error.backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="rows by view, which wants them one after another in memory"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    observations = observations.view(-1).view(len(actions), -1)
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        error = (values - returns).square().mean()
        value_optimiser.zero_grad()
        error.backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="knows the visible network only: its weights are called weight"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None, n_episodes=1):
    values = torch.zeros_like(returns)
    if value_network is not None:
        values = value_network(observations).squeeze(1)
    logs = policy(observations).log_softmax(1).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(logs * (returns - values).detach()).sum() / n_episodes
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        error = (values - returns).square().mean()
        value_optimiser.zero_grad()
        error.backward()
        value_optimiser.step()
    policy.weight.grad = None
    return loss.item()


# %% wrong="plot_training" why="the raw returns are pale, and thick"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.9", lw=5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="the raw returns are thin, and black"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="k", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" why="the mean lies under the returns"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2, zorder=1)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="the y axis from 0 to 700, and what is below cannot be seen"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
        ax.set_ylim(0, 1000)
    return fig


# %% wrong="plot_training" passes="visible" why="the goal where the goal can be reached, else at the edge"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2)
        ax.axhline(np.clip(goal, 0, 500))
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="the goal over the first half alone"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2)
        ax.hlines(goal, 0, len(returns) / 2)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="the first thousand episodes only"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns[:1000], color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns[:1000], window), color="k", lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="the names of returns and mean exchanged in the legend"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5, label="running mean")
        ax.plot(plots.moving_average(returns, window), color="k", lw=2, label="each episode")
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
        ax.legend()
    return fig


# %% wrong="plot_training" passes="visible" why="the name of the goal at the mean"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns, color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns, window), color="k", lw=2, label="goal")
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
        ax.legend()
    return fig


# %% wrong="plot_training" passes="visible" why="lists alone: a tuple has no copy"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey=True, squeeze=False)
    for ax, (name, returns) in zip(axs[0], returns_by_agent.items()):
        ax.plot(returns.copy(), color="0.8", lw=0.5)
        ax.plot(plots.moving_average(returns.copy(), window), color="k", lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="compare_discounts" passes="visible" why="curves in float32"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {gamma: np.array([run(gamma, seed) for seed in seeds], dtype=np.float32) for gamma in gammas}


# %% wrong="compare_discounts" passes="visible" why="seeds as whole numbers of 32 bits"
def compare_discounts(run, gammas, seeds):
    seeds = [seed % 2**32 for seed in seeds]
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}


# %% wrong="compare_discounts" passes="visible" why="discounts rounded to four digits"
def compare_discounts(run, gammas, seeds):
    seeds = list(seeds)
    return {round(gamma, 4): np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}


# %% wrong="film" passes="visible" why="no picture that looks like the last one"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n += 1
        over = terminated or truncated
        if (over or n % every == 0) and (np.array(env.render()) != frames[-1]).any():
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" why="counts rewards in place of steps"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n += int(reward)
        over = terminated or truncated
        if over or n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="plays the innermost world, whose limit is another"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.unwrapped.step(act(observation))
        n += 1
        over = terminated or truncated
        if over or n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="a thousand steps at most"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n += 1
        over = terminated or truncated or n == 1000
        if over or n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, numbers


# %% wrong="film" passes="visible" why="step numbers as floats"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n += 1
        over = terminated or truncated
        if over or n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return frames, [float(number) for number in numbers]


# %% wrong="film" why="tuples in place of lists"
def film(env, act, seed, every):
    observation, _ = env.reset(seed=seed)
    frames, numbers, n, over = [np.array(env.render())], [0], 0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(act(observation))
        n += 1
        over = terminated or truncated
        if over or n % every == 0:
            frames.append(np.array(env.render()))
            numbers.append(n)
    return tuple(frames), tuple(numbers)


# %% wrong="plot_episode" passes="visible" why="time is made for 500 steps at most"
def plot_episode(observations, p_right):
    fig, (a, b) = plt.subplots(2, 1)
    seconds = np.arange(0, 10, 0.02)[: len(observations)]
    a.plot(seconds, np.degrees(observations[:, 2]))
    b.plot(seconds, p_right)
    a.set(xlabel="time (s)", ylabel="angle (degrees)")
    b.set(xlabel="time (s)", ylabel="probability", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="the first thousand steps only"
def plot_episode(observations, p_right):
    fig, (a, b) = plt.subplots(2, 1)
    seconds = 0.02 * np.arange(len(observations))[:1000]
    a.plot(seconds, np.degrees(observations[:, 2])[:1000])
    b.plot(seconds, p_right[:1000])
    a.set(xlabel="time (s)", ylabel="angle (degrees)")
    b.set(xlabel="time (s)", ylabel="probability", ylim=(0, 1))
    return fig


# %% wrong="plot_episode" passes="visible" why="an axis of 90 degrees to both sides"
def plot_episode(observations, p_right):
    fig, (a, b) = plt.subplots(2, 1)
    seconds = 0.02 * np.arange(len(observations))
    a.plot(seconds, np.degrees(observations[:, 2]))
    b.plot(seconds, p_right)
    a.set(xlabel="time (s)", ylabel="angle (degrees)")
    b.set(xlabel="time (s)", ylabel="probability", ylim=(0, 1))
    a.set_ylim(-90, 90)
    return fig


# %% wrong="policy_network" why="'last layer only': finds it by its width, so a hidden layer of n_actions units is made small too" passes="visible"
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


# %% wrong="plot_training" why="'next to each other': more than three agents are broken into several rows" passes="visible"
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


# %% right="compare_discounts" why="the curves are float64 already"
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    seeds = list(seeds)
    return {gamma: np.stack([run(gamma, seed) for seed in seeds]) for gamma in gammas}


# %% wrong="film" why="'seed of the reset': a seed of 0 is taken for none" passes="visible"
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


# %% wrong="plot_episode" why="labels exchanged: the angle is called probability, and the probability angle" passes="visible"
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
