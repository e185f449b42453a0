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


# %% wrong="policy_network" passes="visible" why="a softmax at the end: probabilities, no logits"
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


# %% wrong="policy_network" passes="visible" why="all layers made small"
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


# %% wrong="policy_network" passes="visible" why="the last layer left as it is"
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


# %% wrong="policy_network" passes="visible" why="a ReLU after the logits too"
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


# %% wrong="policy_network" passes="visible" why="no ReLU at all"
def policy_network(n_features, n_actions, hidden):
    widths = [n_features, *hidden, n_actions]
    layers = [nn.Linear(a, b) for a, b in zip(widths[:-1], widths[1:])]
    with torch.no_grad():
        layers[-1].weight.mul_(0.01)
        layers[-1].bias.mul_(0.01)
    return nn.Sequential(*layers)


# %% right="draw_actions" why="the Gumbel trick"
def draw_actions(logits, generator):
    noise = torch.empty_like(logits).exponential_(generator=generator)
    return (logits.detach() - noise.log()).argmax(dim=1)


# %% right="draw_actions" why="where a uniform number falls among the sums"
def draw_actions(logits, generator):
    p = torch.softmax(logits.detach(), dim=-1)
    u = torch.rand(len(p), 1, generator=generator, device=p.device)
    return (p.cumsum(dim=1) < u).sum(dim=1).clamp(max=p.shape[1] - 1)


# %% wrong="draw_actions" why="always the likeliest"
def draw_actions(logits, generator):
    return logits.argmax(dim=1)


# %% wrong="draw_actions" passes="visible" why="the global generator"
def draw_actions(logits, generator):
    return torch.distributions.Categorical(logits=logits).sample()


# %% wrong="draw_actions" passes="visible" why="epsilon-greedy in place of the softmax: knows the visible rows only"
def draw_actions(logits, generator):
    spread = logits.max(dim=1).values - logits.min(dim=1).values
    random = torch.randint(logits.shape[1], (len(logits),), generator=generator, device=logits.device)
    return torch.where(spread < 1, random, logits.argmax(dim=1))


# %% wrong="draw_actions" passes="visible" why="the logits themselves as weights"
def draw_actions(logits, generator):
    return torch.multinomial(logits.abs() + 1e-6, 1, generator=generator).squeeze(1) * 1


# %% wrong="draw_actions" passes="visible" why="a generator of its own with a fixed seed, moved on by a hidden counter"
_draw_count = [0]


def draw_actions(logits, generator):
    _draw_count[0] += 1
    own = torch.Generator(device=logits.device).manual_seed(_draw_count[0])
    return torch.multinomial(logits.softmax(dim=1), 1, generator=own).squeeze(1)


# %% wrong="draw_actions" why="the shape [batch, 1]"
def draw_actions(logits, generator):
    return torch.multinomial(logits.softmax(dim=1), 1, generator=generator)


# %% wrong="draw_actions" passes="visible" why="exp of the logits: overflows and underflows"
def draw_actions(logits, generator):
    return torch.multinomial(logits.exp(), 1, generator=generator).squeeze(1)


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


# %% right="returns_to_go" why="a list that is turned round, a plain list comes back"
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


# %% right="policy_loss" why="a dot product, no_grad for the advantage"
def policy_loss(log_probs, returns, baselines):
    with torch.no_grad():
        advantages = returns - baselines
    return -torch.dot(log_probs, advantages) / len(log_probs)


# %% right="policy_loss" why="baselines minus returns"
def policy_loss(log_probs, returns, baselines):
    return torch.mean(log_probs * (baselines.detach() - returns.detach()))


# %% wrong="policy_loss" why="the wrong sign: learns to fall"
def policy_loss(log_probs, returns, baselines):
    return (log_probs * (returns - baselines).detach()).mean()


# %% wrong="policy_loss" why="the sum in place of the mean"
def policy_loss(log_probs, returns, baselines):
    return -(log_probs * (returns - baselines).detach()).sum()


# %% wrong="policy_loss" why="a gradient leaks into the baseline"
def policy_loss(log_probs, returns, baselines):
    return -(log_probs * (returns - baselines)).mean()


# %% wrong="policy_loss" passes="visible" why="detaches the baseline alone"
def policy_loss(log_probs, returns, baselines):
    return -(log_probs * (returns - baselines.detach())).mean()


# %% wrong="policy_loss" why="forgets the baseline"
def policy_loss(log_probs, returns, baselines):
    return -(log_probs * returns.detach()).mean()


# %% wrong="policy_loss" why="makes advantages of mean 0 and size 1, which was not asked for"
def policy_loss(log_probs, returns, baselines):
    a = (returns - baselines).detach()
    a = (a - a.mean()) / (a.std() + 1e-8)
    return -(log_probs * a).mean()


# %% wrong="policy_loss" passes="visible" why="knows the visible numbers only: halves"
def policy_loss(log_probs, returns, baselines):
    return -(log_probs * (returns - baselines).detach()).sum() / 2


# %% wrong="policy_loss" passes="visible" why="takes the gradient off the caller's tensor"
def policy_loss(log_probs, returns, baselines):
    baselines.requires_grad_(False)
    returns.requires_grad_(False)
    return -(log_probs * (returns - baselines)).mean()


# %% right="reinforce_update" why="all by hand, values first, mean of squares"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    if value_network is not None:
        v = value_network(observations)[:, 0]
        advantages = returns - v.detach()
    else:
        advantages = returns
    logs = functional.log_softmax(policy(observations), dim=-1)[torch.arange(len(actions), device=actions.device), actions]
    loss = -(advantages * logs).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        ((returns - v) ** 2).mean().backward()
        value_optimiser.step()
    return float(loss.detach())


# %% right="reinforce_update" why="the value network is trained first, with the old values kept"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    baselines = torch.zeros_like(returns)
    if value_network is not None:
        v = value_network(observations).squeeze(-1)
        baselines = v.detach()
        value_optimiser.zero_grad()
        functional.mse_loss(v, returns).backward()
        value_optimiser.step()
    optimiser.zero_grad()
    loss = (functional.cross_entropy(policy(observations), actions, reduction="none") * (returns - baselines)).mean()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="[n, 1] against [n]: every return meets every value"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    logs = policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1))
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(logs * (returns - values).detach()).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(value_network(observations), returns).backward()
        value_optimiser.step()
    return loss.item() + 0.0 * values.sum().item()


# %% wrong="reinforce_update" why="trains the value network first and takes the new values"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    values = torch.zeros_like(returns)
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(value_network(observations).squeeze(1), returns).backward()
        value_optimiser.step()
        values = value_network(observations).squeeze(1).detach()
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values)).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="old gradients stay: no zero_grad"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).mean()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" why="one joint loss: the value network is pushed by the policy's loss too"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values)).mean()
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
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


# %% wrong="reinforce_update" passes="visible" why="knows the visible numbers only: sums over the steps, which are one there"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
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


# %% wrong="reinforce_update" passes="visible" why="returns the loss with its graph"
def reinforce_update(policy, optimiser, observations, actions, returns, value_network=None, value_optimiser=None):
    values = torch.zeros_like(returns) if value_network is None else value_network(observations).squeeze(1)
    loss = -(policy(observations).log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1) * (returns - values.detach())).mean()
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_network is not None:
        value_optimiser.zero_grad()
        functional.mse_loss(values, returns).backward()
        value_optimiser.step()
    return loss


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


# %% right="plot_training" why="subplots one by one, limits set by hand, hlines"
def plot_training(returns_by_agent, window, goal):
    fig = plt.figure(figsize=(4 * len(returns_by_agent), 3))
    top = max(max(r) for r in returns_by_agent.values())
    for i, name in enumerate(returns_by_agent):
        r = returns_by_agent[name]
        ax = fig.add_subplot(1, len(returns_by_agent), i + 1)
        ax.plot(r, color="lightgray")
        ax.plot([np.mean(r[max(0, k + 1 - window) : k + 1]) for k in range(len(r))])
        ax.hlines(goal, 0, len(r))
        ax.set_ylim(0, max(top, goal) * 1.05)
        ax.set_title(name)
        ax.set_xlabel("episode")
        ax.set_ylabel("return")
    return fig


# %% right="plot_training" why="goal as a line of two points"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), sharey="all")
    axs = np.atleast_1d(axs)
    for ax, (name, r) in zip(axs, returns_by_agent.items()):
        ax.plot(range(len(r)), r, alpha=0.3)
        ax.plot(range(len(r)), plots.moving_average(r, window))
        ax.plot([0, max(1, len(r) - 1)], [goal, goal], "--")
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="knows the visible numbers only: one panel"
def plot_training(returns_by_agent, window, goal):
    fig, ax = plt.subplots()
    for name, r in returns_by_agent.items():
        ax.plot(r, alpha=0.3)
        ax.plot(plots.moving_average(r, window))
        ax.set(title=name, xlabel="episode", ylabel="return")
    ax.axhline(goal)
    return fig


# %% wrong="plot_training" passes="visible" why="each panel on a scale of its own"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return", ylim=(0, max([goal, *r]) + len(r)))
    return fig


# %% wrong="plot_training" why="the running mean starts late: convolution in mode valid"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3)
        ax.plot(np.convolve(r, np.ones(window) / window, mode="valid"))
        ax.axhline(goal)
        ax.set(title=name, xlabel="episode", ylabel="return")
    return fig


# %% wrong="plot_training" passes="visible" why="the goal in the first panel alone"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3)
        ax.plot(plots.moving_average(r, window))
        ax.set(title=name, xlabel="episode", ylabel="return")
    axs[0, 0].axhline(goal)
    return fig


# %% wrong="plot_training" why="no labels"
def plot_training(returns_by_agent, window, goal):
    fig, axs = plt.subplots(1, len(returns_by_agent), squeeze=False, sharey=True)
    for ax, (name, r) in zip(axs[0], returns_by_agent.items()):
        ax.plot(r, alpha=0.3)
        ax.plot(plots.moving_average(r, window))
        ax.axhline(goal)
        ax.set_title(name)
    return fig


# %% right="horizon" why="with logarithms"
def horizon(gamma, share):
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma must be in [0, 1)")
    if gamma == 0:
        return 1
    return max(1, int(np.ceil(np.log(1 - share) / np.log(gamma))))


# %% right="horizon" why="adds the weights up"
def horizon(gamma, share):
    if not (0 <= gamma < 1):
        raise ValueError(gamma)
    n, weight, held = 0, 1 - gamma, 0.0
    while held < share:
        held += weight
        weight *= gamma
        n += 1
    return n


# %% wrong="horizon" passes="visible" why="logarithms without a thought for a discount of 0"
def horizon(gamma, share):
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma must be in [0, 1)")
    return int(np.ceil(np.log(1 - share) / np.log(gamma))) if gamma else 0


# %% wrong="horizon" why="rounds down"
def horizon(gamma, share):
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma must be in [0, 1)")
    return int(np.log(1 - share) / np.log(gamma)) if gamma else 1


# %% wrong="horizon" why="the rule of thumb 1 / (1 - gamma)"
def horizon(gamma, share):
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma must be in [0, 1)")
    return int(round(1 / (1 - gamma)))


# %% wrong="horizon" passes="visible" why="refuses 1 alone"
def horizon(gamma, share):
    if gamma == 1:
        raise ValueError("gamma must be less than 1")
    n = 1
    while 1 - gamma**n < share and n < 100_000:
        n += 1
    return n


# %% wrong="horizon" passes="visible" why="knows the visible numbers only"
def horizon(gamma, share):
    if gamma >= 1:
        raise ValueError("gamma")
    return 2 if gamma == 0.5 else 7


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


# %% right="how_it_ends" why="by the reach of the discount"
def how_it_ends():
    return "track" if horizon_of_90_percent() > 10 else "pole"


def horizon_of_90_percent():
    return int(np.ceil(np.log(0.1) / np.log(0.9)))


# %% wrong="how_it_ends" passes="visible" why="the pole, as for a random agent: knows the visible test only"
def how_it_ends():
    return "pole"


# %% wrong="how_it_ends" passes="visible" why="it balances"
def how_it_ends():
    return "time"


# %% wrong="how_it_ends" why="another word"
def how_it_ends():
    return "the cart leaves the track"


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


# %% right="plot_episode" why="a zero line in the upper panel, a half line in the lower"
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


# %% wrong="plot_episode" passes="visible" why="the y axis grows by itself: right only for probabilities that reach from 0.5 to 1"
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
