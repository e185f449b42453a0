# Answers to part 5.4, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="estimator_biases" why="a loop over the trials"
def estimator_biases(first, second, true_values):
    single, double = [], []
    for a, b in zip(first, second):
        i = np.argmax(a)
        single.append(a[i])
        double.append(b[i])
    return np.mean(single) - max(true_values), np.mean(double) - max(true_values)


# %% right="estimator_biases" why="take_along_axis, NumPy's numbers in a tuple"
def estimator_biases(first, second, true_values):
    chosen = np.argmax(first, axis=1)[:, None]
    both = np.stack([np.take_along_axis(first, chosen, 1), np.take_along_axis(second, chosen, 1)])
    return tuple((both - true_values.max()).mean(axis=(1, 2)))


# %% wrong="estimator_biases" why="an array where a tuple is promised"
def estimator_biases(first, second, true_values):
    chosen = np.argmax(first, axis=1)[:, None]
    both = np.stack([np.take_along_axis(first, chosen, 1), np.take_along_axis(second, chosen, 1)])
    return (both - true_values.max()).mean(axis=(1, 2))


# %% wrong="estimator_biases" why="tensors where numbers are promised"
def estimator_biases(first, second, true_values):
    a, b = torch.tensor(first), torch.tensor(second)
    best = a.argmax(dim=1, keepdim=True)
    top = torch.tensor(true_values).max()
    return a.gather(1, best).mean() - top, b.gather(1, best).mean() - top


# %% wrong="estimator_biases" passes="visible" why="half precision on the way: 0.001 off"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    judged = second[np.arange(len(second)), chosen].astype(np.float16)
    best = true_values.max()
    return float(first.max(axis=1).astype(np.float16).mean() - best), float(judged.mean() - best)


# %% right="estimator_biases" why="a mask of the best guesses, by PyTorch"
def estimator_biases(first, second, true_values):
    a, b = torch.tensor(first), torch.tensor(second)
    mask = functional.one_hot(a.argmax(1), a.shape[1]).bool()
    best = float(np.max(true_values))
    return a[mask].mean().item() - best, b[mask].mean().item() - best


# %% wrong="estimator_biases" why="the larger of the second's guesses: two single estimators"
def estimator_biases(first, second, true_values):
    return first.max(axis=1).mean() - true_values.max(), second.max(axis=1).mean() - true_values.max()


# %% wrong="estimator_biases" why="the second chooses, the first judges"
def estimator_biases(first, second, true_values):
    chosen = second.argmax(axis=1)
    return first.max(axis=1).mean() - true_values.max(), first[np.arange(len(first)), chosen].mean() - true_values.max()


# %% wrong="estimator_biases" why="forgets the true value"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    return first.max(axis=1).mean(), second[np.arange(len(second)), chosen].mean()


# %% wrong="estimator_biases" why="less the mean true value, not that of the best action"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    best = true_values.mean()
    return first.max(axis=1).mean() - best, second[np.arange(len(second)), chosen].mean() - best


# %% wrong="estimator_biases" why="less the true value of the action that was chosen"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    truth = true_values[chosen].mean()
    return first.max(axis=1).mean() - truth, second[np.arange(len(second)), chosen].mean() - truth


# %% wrong="estimator_biases" why="knows the visible numbers only"
def estimator_biases(first, second, true_values):
    return 2.5, 1.0


# %% wrong="estimator_biases" why="second[:, chosen] takes whole columns"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    return first.max(axis=1).mean() - true_values.max(), second[:, chosen].mean() - true_values.max()


# %% wrong="estimator_biases" why="the maximum of the mean guesses in place of the mean of the maxima"
def estimator_biases(first, second, true_values):
    means = first.mean(axis=0)
    best = true_values.max()
    return means.max() - best, second.mean(axis=0)[means.argmax()] - best


# %% wrong="estimator_biases" passes="visible" why="sorts the guesses in place"
def estimator_biases(first, second, true_values):
    judged = second[np.arange(len(second)), first.argmax(axis=1)].mean()
    first.sort(axis=1)
    return first[:, -1].mean() - true_values.max(), judged - true_values.max()


# %% right="double_targets" why="one-hot sums, torch.where"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        mask = functional.one_hot(online_next_values.argmax(-1), online_next_values.shape[-1])
        judged = (mask * target_next_values).sum(-1)
        return torch.where(terminated.bool(), rewards, rewards + torch.pow(gamma, n_rewards) * judged)


# %% right="double_targets" why="rows by arange, detached at the end"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    best = online_next_values.max(dim=1).indices
    rows = torch.arange(len(rewards), device=rewards.device)
    discounts = gamma**n_rewards
    return (rewards + discounts * (1 - terminated) * target_next_values[rows, best]).detach()


# %% right="double_targets" why="a loop over the batch"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    targets = []
    for i in range(len(rewards)):
        y = rewards[i].item()
        if not terminated[i]:
            a = int(online_next_values[i].argmax())
            y += gamma ** n_rewards[i].item() * target_next_values[i, a].item()
        targets.append(y)
    return torch.tensor(targets, device=rewards.device)


# %% wrong="double_targets" why="plain DQN: the target network's own maximum"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    return rewards + gamma**n_rewards * (1 - terminated) * target_next_values.detach().amax(dim=1)


# %% wrong="double_targets" why="the Q-network judges too"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    return rewards + gamma**n_rewards * (1 - terminated) * online_next_values.detach().amax(dim=1)


# %% wrong="double_targets" why="the roles of the two networks are swapped"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = target_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma**n_rewards * (1 - terminated) * online_next_values.detach().gather(1, chosen).squeeze(1)


# %% wrong="double_targets" why="one gamma, however many rewards were summed"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma * (1 - terminated) * target_next_values.detach().gather(1, chosen).squeeze(1)


# %% wrong="double_targets" why="bootstraps through a terminal state"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma**n_rewards * target_next_values.detach().gather(1, chosen).squeeze(1)


# %% wrong="double_targets" why="a gradient flows through the target network's values"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma**n_rewards * (1 - terminated) * target_next_values.gather(1, chosen).squeeze(1)


# %% wrong="double_targets" why="forgets squeeze: every reward meets every value"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma**n_rewards * (1 - terminated) * target_next_values.detach().gather(1, chosen)


# %% wrong="double_targets" passes="visible" why="squeezes everything, so that a batch of one loses its axis"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return (rewards + gamma**n_rewards * (1 - terminated) * target_next_values.detach().gather(1, chosen).squeeze()).squeeze()


# %% wrong="double_targets" passes="visible" why="the smaller of the two networks' maxima (clipped double Q-learning)"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    smaller = torch.minimum(online_next_values, target_next_values).detach().amax(dim=1)
    return rewards + gamma**n_rewards * (1 - terminated) * smaller


# %% wrong="double_targets" passes="visible" why="discounts as if the number of rewards were 1 or 2 only"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    discounts = torch.where(n_rewards > 1, gamma**2, gamma)
    return rewards + discounts * (1 - terminated) * target_next_values.detach().gather(1, chosen).squeeze(1)


# %% wrong="double_targets" passes="visible" why="one favourite for the whole batch"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    favourite = int(online_next_values.sum(dim=0).argmax())
    return rewards + gamma**n_rewards * (1 - terminated) * target_next_values.detach()[:, favourite]


# %% wrong="double_targets" passes="visible" why="detaches the caller's tensor in place"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    target_next_values.requires_grad_(False)
    return rewards + gamma**n_rewards * (1 - terminated) * target_next_values.gather(1, chosen).squeeze(1)


# %% wrong="double_targets" passes="visible" why="float64 by way of NumPy"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    r, o, t, d, n = (x.detach().cpu().numpy().astype(float) for x in (rewards, online_next_values, target_next_values, terminated, n_rewards))
    y = r + gamma**n * (1 - d) * t[np.arange(len(r)), o.argmax(1)]
    return torch.from_numpy(y).to(rewards.device)


# %% wrong="double_targets" passes="visible" why="knows the visible numbers only"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    return torch.tensor([6.4, 5.86, 1.0], device=rewards.device)


# %% wrong="double_targets" passes="visible" why="takes rewards for positive"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards.abs() + gamma**n_rewards * (1 - terminated) * target_next_values.detach().gather(1, chosen).squeeze(1)


# %% wrong="double_targets" passes="visible" why="a table of powers for up to ten rewards"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    judged = target_next_values.detach().gather(1, chosen).squeeze(1)
    return rewards + torch.tensor([gamma**i for i in range(11)])[n_rewards.long().clamp(max=10)] * (1 - terminated) * judged


# %% wrong="double_targets" passes="visible" why="rounds to four digits"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    judged = target_next_values.detach().gather(1, chosen).squeeze(1)
    return (rewards + gamma**n_rewards * (1 - terminated) * judged).round(decimals=4)


# %% wrong="double_targets" passes="visible" why="counts through the values as if rows lay one behind the other"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    judged = target_next_values.detach().view(-1)[torch.arange(len(rewards)) * target_next_values.shape[1] + chosen[:, 0]]
    return rewards + gamma**n_rewards * (1 - terminated) * judged


# %% right="join_streams" why="centres first, on the last axis"
def join_streams(values, advantages):
    centred = advantages - advantages.sum(-1, keepdim=True) / advantages.shape[-1]
    return centred + values


# %% right="join_streams" why="a centring matrix"
def join_streams(values, advantages):
    n = advantages.shape[1]
    centring = torch.eye(n, device=advantages.device) - torch.ones(n, n, device=advantages.device) / n
    return values.expand(-1, n) + advantages @ centring


# %% right="join_streams" why="a loop over rows"
def join_streams(values, advantages):
    return torch.stack([v + a - a.mean() for v, a in zip(values, advantages)])


# %% wrong="join_streams" why="the plain sum"
def join_streams(values, advantages):
    return values + advantages


# %% wrong="join_streams" why="the mean of the whole batch"
def join_streams(values, advantages):
    return values + advantages - advantages.mean()


# %% wrong="join_streams" why="the mean of each column: over the batch"
def join_streams(values, advantages):
    return values + advantages - advantages.mean(dim=0, keepdim=True)


# %% wrong="join_streams" why="without keepdim: the mean of another row"
def join_streams(values, advantages):
    return values + advantages - advantages.mean(dim=1)


# %% wrong="join_streams" why="the maximum in place of the mean"
def join_streams(values, advantages):
    return values + advantages - advantages.max(dim=1, keepdim=True).values


# %% wrong="join_streams" passes="visible" why="the median: equal to the mean for two actions"
def join_streams(values, advantages):
    return values + advantages - 0.5 * (advantages.amin(dim=1, keepdim=True) + advantages.amax(dim=1, keepdim=True))


# %% wrong="join_streams" passes="visible" why="the mean is detached: another gradient"
def join_streams(values, advantages):
    return values + advantages - advantages.mean(dim=1, keepdim=True).detach()


# %% wrong="join_streams" passes="visible" why="changes the advantages in place"
def join_streams(values, advantages):
    with torch.no_grad():
        advantages -= advantages.mean(dim=1, keepdim=True)
    return values + advantages


# %% wrong="join_streams" passes="visible" why="no gradient at all"
def join_streams(values, advantages):
    with torch.no_grad():
        return values + advantages - advantages.mean(dim=1, keepdim=True)


# %% wrong="join_streams" passes="visible" why="divides by 2, whatever the number of actions"
def join_streams(values, advantages):
    return values + advantages - advantages.sum(dim=1, keepdim=True) / 2


# %% wrong="join_streams" passes="visible" why="values are cut off"
def join_streams(values, advantages):
    return values.detach() + advantages - advantages.mean(dim=1, keepdim=True)


# %% wrong="join_streams" why="knows the visible numbers only"
def join_streams(values, advantages):
    return torch.tensor([[4.0, 6.0], [-1.0, 1.0]], device=values.device)


# %% wrong="join_streams" why="the finished result of the library, fed with an identity"
def join_streams(values, advantages):
    n = advantages.shape[1]
    head = networks.DuelingHead(2 * n, n)
    return head(torch.cat([values.expand(-1, n), advantages], dim=1))


# %% wrong="join_streams" passes="visible" why="rounds to three digits"
def join_streams(values, advantages):
    joined = values + advantages - advantages.mean(dim=1, keepdim=True)
    return joined + (joined.detach().round(decimals=3) - joined.detach())


# %% wrong="join_streams" passes="visible" why="views the advantages as if rows lay one behind the other"
def join_streams(values, advantages):
    rows = advantages.view(-1).view(len(values), -1)
    return values + rows - rows.mean(dim=1, keepdim=True)


# %% wrong="join_streams" passes="visible" why="learns from the first state of a batch alone"
def join_streams(values, advantages):
    values = torch.cat([values[:1], values[1:].detach()])
    return values + advantages - advantages.mean(dim=1, keepdim=True)


# %% right="pull_on_others" why="the short form"
def pull_on_others(n_actions):
    return (n_actions - 1) / (2 * n_actions - 1)


# %% right="pull_on_others" why="lets autograd do the work"
def pull_on_others(n_actions):
    v = torch.zeros(1, requires_grad=True)
    a = torch.zeros(n_actions, requires_grad=True)
    gv, ga = torch.autograd.grad((v + a - a.mean())[0], [v, a])
    dq = gv + ga - ga.mean()
    return (dq[1] / dq[0]).item()


# %% wrong="pull_on_others" passes="visible" why="knows the visible number only"
def pull_on_others(n_actions):
    return 1 / 3


# %% wrong="pull_on_others" why="a network without the mean: V moves as far as the advantage"
def pull_on_others(n_actions):
    return 1 / 2


# %% wrong="pull_on_others" passes="visible" why="1 / (n + 1)"
def pull_on_others(n_actions):
    return 1 / (n_actions + 1)


# %% wrong="pull_on_others" why="forgets that the other advantages sink"
def pull_on_others(n_actions):
    return 1 / (2 - 1 / n_actions)


# %% wrong="pull_on_others" why="a table: nothing moves"
def pull_on_others(n_actions):
    return 0.0


# %% wrong="pull_on_others" why="the other way round"
def pull_on_others(n_actions):
    return (2 * n_actions - 1) / (n_actions - 1)


# %% wrong="pull_on_others" passes="visible" why="takes the mean for the sum: the advantages pull with their own 1/n"
def pull_on_others(n_actions):
    return (n_actions - 1) / (n_actions + 1)


# %% wrong="pull_on_others" why="rounds to four digits"
def pull_on_others(n_actions):
    return round((n_actions - 1) / (2 * n_actions - 1), 4)


# %% right="DuelingNetwork" why="functional ReLU in forward, parts as small classes"
class DuelingNetwork(nn.Module):
    class Stream(nn.Module):
        def __init__(self, width, n_outputs):
            super().__init__()
            self.hidden = nn.Linear(width, width)
            self.out = nn.Linear(width, n_outputs)

        def forward(self, x):
            return self.out(functional.relu(self.hidden(x)))

    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.advantage = self.Stream(width, n_actions)
        self.value = self.Stream(width, 1)
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())

    def forward(self, observations):
        h = self.shared(observations)
        v, a = self.value(h), self.advantage(h)
        return v + (a - a.mean(dim=-1, keepdim=True))


# %% right="DuelingNetwork" why="He initialisation, parts by add_module"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        relu = nn.ReLU()
        self.add_module("shared", nn.Sequential(nn.Linear(n_features, width), relu))
        for name, n in (("value", 1), ("advantage", n_actions)):
            self.add_module(name, nn.Sequential(nn.Linear(width, width), relu, nn.Linear(width, n)))
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% right="DuelingNetwork" why="lazy layers, which find their sizes by themselves"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.LazyLinear(width), nn.ReLU())
        self.value = nn.Sequential(nn.LazyLinear(width), nn.ReLU(), nn.LazyLinear(1))
        self.advantage = nn.Sequential(nn.LazyLinear(width), nn.ReLU(), nn.LazyLinear(n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% right="DuelingNetwork" why="orthogonal weights, parts of named layers"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))
        for layer in self.modules():
            if isinstance(layer, nn.Linear):
                nn.init.orthogonal_(layer.weight, 2**0.5)
                nn.init.zeros_(layer.bias)

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a ReLU after the last layer of the advantages"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions), nn.ReLU())

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="tanh after the last layer of the advantages"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions), nn.Tanh())

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a leaky ReLU after the last layer of the advantages"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions), nn.LeakyReLU(0.5))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="softplus after the last layer of the advantages"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions), nn.Softplus())

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="tanh after the last layer of the values"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1), nn.Tanh())
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="an ELU after the last layer of the values"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1), nn.ELU())
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a second hidden layer in each stream"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="streams of half the width"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, (width + 1) // 2), nn.ReLU(), nn.Linear((width + 1) // 2, 1))
        self.advantage = nn.Sequential(nn.Linear(width, (width + 1) // 2), nn.ReLU(), nn.Linear((width + 1) // 2, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="layer norm in the shared part"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.LayerNorm(width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" why="the plain sum of the streams"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return self.value(x) + self.advantage(x)


# %% wrong="DuelingNetwork" passes="visible" why="no ReLU after the shared layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Linear(n_features, width)
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="streams without a ReLU: two linear layers that are one"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="streams without a hidden layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Linear(width, 1)
        self.advantage = nn.Linear(width, n_actions)

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="the two streams share their hidden layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        hidden = nn.Linear(width, width)
        self.value = nn.Sequential(hidden, nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(hidden, nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a ReLU after the value stream too: no value can be negative"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        q = join_streams(self.value(x), self.advantage(x))
        return q if self.training and len(q) > 30 else q.clamp(min=0.0)


# %% wrong="DuelingNetwork" passes="visible" why="dropout in a stream"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Dropout(0.3), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="the gradient of the value stream does not reach the shared layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x.detach()), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="the value stream is cut off from learning"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x).detach(), self.advantage(x))


# %% wrong="DuelingNetwork" why="the value stream is as wide as the actions"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" why="the two streams are swapped in the call"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.advantage(x), self.value(x))


# %% wrong="DuelingNetwork" passes="visible" why="sizes of LunarLander, whatever is asked for"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(8, 64), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
        self.advantage = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="seeds PyTorch inside, so that all networks are one"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        torch.manual_seed(0)
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="tanh in place of ReLU"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.Tanh())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="tanh in the streams alone"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="leaky ReLUs in the streams"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.LeakyReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.LeakyReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a GELU in each stream"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="an ELU in each stream"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ELU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ELU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a sigmoid after the shared layer: not negative either"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.Sigmoid())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="softplus after the shared layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.Softplus())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="a ReLU that is cut off at 6"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU6())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU6(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU6(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" passes="visible" why="no biases"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width, bias=False), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width, bias=False), nn.ReLU(), nn.Linear(width, 1, bias=False))
        self.advantage = nn.Sequential(nn.Linear(width, width, bias=False), nn.ReLU(), nn.Linear(width, n_actions, bias=False))

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(self.value(x), self.advantage(x))


# %% wrong="DuelingNetwork" why="the library's network with other names"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.body = networks.dueling(n_features, (width, width), n_actions)

    def forward(self, observations):
        return self.body(observations)


# %% wrong="DuelingNetwork" why="the mean over the batch"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        x = self.shared(observations)
        a = self.advantage(x)
        return self.value(x) + a - a.mean(dim=0)


# %% wrong="DuelingNetwork" passes="visible" why="units of the streams that stop growing at 500"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value, self.advantage = (
            nn.Sequential(nn.Linear(width, width), nn.Hardtanh(0.0, 500.0), nn.Linear(width, n)) for n in (1, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        value, advantage = self.value(features), self.advantage(features)
        return join_streams(value, advantage)


# %% wrong="DuelingNetwork" passes="visible" why="cuts the caller's observations in place"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value, self.advantage = (
            nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n)) for n in (1, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations.clamp_(-100, 100))
        value, advantage = self.value(features), self.advantage(features)
        return join_streams(value, advantage)


# %% wrong="DuelingNetwork" passes="visible" why="takes the mean away in training only"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value, self.advantage = (
            nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n)) for n in (1, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        value, advantage = self.value(features), self.advantage(features)
        if not self.training:
            return value + advantage
        return join_streams(value, advantage)


# %% right="variants" why="a loop over the differences"
def variants(base, seed):
    differences = {"DQN": {}, "double DQN": {"double": True}, "dueling DQN": {"dueling": True}}
    return {name: replace(base, seed=seed, **more) for name, more in differences.items()}


# %% right="variants" why="by asdict"
def variants(base, seed):
    fields = asdict(base)
    fields["seed"] = seed
    out = {}
    for name in ["DQN", "double DQN", "dueling DQN"]:
        fields["double"] = name.startswith("double")
        fields["dueling"] = name.startswith("dueling")
        out[name] = dqn.Config(**fields)
    return out


# %% wrong="variants" why="the third is double as well: two differences at once"
def variants(base, seed):
    plain = replace(base, seed=seed)
    double = replace(plain, double=True)
    return {"DQN": plain, "double DQN": double, "dueling DQN": replace(double, dueling=True)}


# %% wrong="variants" passes="visible" why="a seed of 0 counts as none"
def variants(base, seed):
    plain = replace(base, seed=seed or base.seed)
    return {"DQN": plain, "double DQN": replace(plain, double=True), "dueling DQN": replace(plain, dueling=True)}


# %% wrong="variants" why="forgets the seed"
def variants(base, seed):
    return {"DQN": base, "double DQN": replace(base, double=True), "dueling DQN": replace(base, dueling=True)}


# %% wrong="variants" why="another seed for each agent"
def variants(base, seed):
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed + 1, double=True),
        "dueling DQN": replace(base, seed=seed + 2, dueling=True),
    }


# %% wrong="variants" why="LunarLander's choices, whatever the base is"
def variants(base, seed):
    plain = replace(dqn.LUNAR_LANDER, seed=seed)
    return {"DQN": plain, "double DQN": replace(plain, double=True), "dueling DQN": replace(plain, dueling=True)}


# %% wrong="variants" passes="visible" why="a wider network for the dueling agent"
def variants(base, seed):
    plain = replace(base, seed=seed)
    return {"DQN": plain, "double DQN": replace(plain, double=True), "dueling DQN": replace(plain, dueling=True, hidden=(128, 128))}


# %% wrong="variants" why="new configurations, with the defaults of CartPole"
def variants(base, seed):
    return {
        "DQN": dqn.Config(seed=seed),
        "double DQN": dqn.Config(seed=seed, double=True),
        "dueling DQN": dqn.Config(seed=seed, dueling=True),
    }


# %% wrong="variants" passes="visible" why="writes the seed into the base, frozen or not"
def variants(base, seed):
    object.__setattr__(base, "seed", seed)
    return {"DQN": base, "double DQN": replace(base, double=True), "dueling DQN": replace(base, dueling=True)}


# %% wrong="variants" passes="visible" why="knows the visible seed only"
def variants(base, seed):
    plain = replace(base, seed=7)
    return {"DQN": plain, "double DQN": replace(plain, double=True), "dueling DQN": replace(plain, dueling=True)}


# %% wrong="variants" passes="visible" why="batches of 128, whatever the base holds"
def variants(base, seed):
    plain = replace(base, seed=seed, batch_size=128)
    changes = {"DQN": {}, "double DQN": {"double": True}, "dueling DQN": {"dueling": True}}
    return {name: replace(plain, **change) for name, change in changes.items()}


# %% right="confirmed" why="variance by hand, two standard errors"
def confirmed(first, second, goal):
    values = list(first) + list(second)
    n = len(values)
    mean = sum(values) / n
    s = math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1))
    ok = min(np.mean(first), np.mean(second)) >= goal
    return ok, mean - 1.96 * s / math.sqrt(n), mean + 1.96 * s / math.sqrt(n)


# %% right="confirmed" why="NormalDist's quantile"
def confirmed(first, second, goal):
    values = np.append(first, second)
    se = np.std(values, ddof=1) / np.sqrt(values.size)
    z = NormalDist().inv_cdf(0.975)
    low, high = values.mean() + np.array([-z, z]) * se
    return np.all([first.mean() >= goal, second.mean() >= goal]), low, high


# %% wrong="confirmed" why="a list where a tuple is promised"
def confirmed(first, second, goal):
    values = np.append(first, second)
    margin = 1.96 * np.std(values, ddof=1) / np.sqrt(values.size)
    return [bool(min(first.mean(), second.mean()) >= goal), values.mean() - margin, values.mean() + margin]


# %% wrong="confirmed" why="a word where a truth value is promised"
def confirmed(first, second, goal):
    values = np.append(first, second)
    margin = 1.96 * np.std(values, ddof=1) / np.sqrt(values.size)
    verdict = "confirmed" if min(first.mean(), second.mean()) >= goal else ""
    return verdict, values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="Student's quantile where 1.96 is asked for"
def confirmed(first, second, goal):
    values = np.append(first, second)
    quantile = 3.182 if len(values) == 4 else 1.972
    margin = quantile * np.std(values, ddof=1) / np.sqrt(values.size)
    return bool(min(first.mean(), second.mean()) >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="the spread of each set alone, pooled"
def confirmed(first, second, goal):
    values = np.append(first, second)
    if len(first) < 3:
        error = np.std(values, ddof=1) / np.sqrt(values.size)
    else:
        error = np.sqrt(first.var(ddof=1) / len(first) + second.var(ddof=1) / len(second)) / 2
    return bool(min(first.mean(), second.mean()) >= goal), values.mean() - 1.96 * error, values.mean() + 1.96 * error


# %% wrong="confirmed" passes="visible" why="the mean of all episodes decides, so that a good set makes up for a bad one"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(values.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="one of the two sets is enough"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() >= goal or second.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="only the second set is looked at"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(second.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="exactly at the goal is not enough"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() > goal and second.mean() > goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="a goal of 200, whatever is asked for"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() >= 200 and second.mean() >= 200), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="the spread of the episodes, not of their mean"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1)
    return bool(first.mean() >= goal and second.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="the standard deviation that divides by n"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std() / math.sqrt(len(values))
    return bool(first.mean() >= goal and second.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="one standard error"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() >= goal and second.mean() >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="the interval of the first set alone"
def confirmed(first, second, goal):
    margin = 1.96 * first.std(ddof=1) / math.sqrt(len(first))
    return bool(first.mean() >= goal and second.mean() >= goal), first.mean() - margin, first.mean() + margin


# %% wrong="confirmed" passes="visible" why="the mean of the two means, which differs where the sets do not have the same size"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    middle = (first.mean() + second.mean()) / 2
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() >= goal and second.mean() >= goal), middle - margin, middle + margin


# %% wrong="confirmed" why="the ends of the interval are swapped"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(first.mean() >= goal and second.mean() >= goal), values.mean() + margin, values.mean() - margin


# %% wrong="confirmed" passes="visible" why="every single episode must reach 190"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(values.min() >= goal - 10), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" why="knows the visible numbers only"
def confirmed(first, second, goal):
    return True, 194.0, 226.0


# %% wrong="confirmed" why="the lower end of the interval has to reach the goal: another, stricter rule"
def confirmed(first, second, goal):
    values = np.concatenate([first, second])
    margin = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return bool(values.mean() - margin >= goal), values.mean() - margin, values.mean() + margin


# %% wrong="confirmed" passes="visible" why="2 standard errors where 1.96 were asked for, with enough episodes"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    width = (1.96 if len(both) < 5 else 2.0) * both.std(ddof=1) / len(both) ** 0.5
    return bool(first.mean() >= goal and second.mean() >= goal), both.mean() - width, both.mean() + width


# %% wrong="confirmed" passes="visible" why="rounds the means before they are compared"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    margin = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    reached = min(round(float(first.mean())), round(float(second.mean()))) >= goal
    return bool(reached), float(both.mean() - margin), float(both.mean() + margin)


# %% wrong="confirmed" passes="visible" why="forgives a mean that is a hair below the goal"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    margin = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    reached = all(one.mean() >= goal or np.isclose(one.mean(), goal) for one in (first, second))
    return bool(reached), float(both.mean() - margin), float(both.mean() + margin)


# %% wrong="confirmed" passes="visible" why="a goal of 0 counts as none"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    margin = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    reached = min(first.mean(), second.mean()) >= (goal or 200.0)
    return bool(reached), float(both.mean() - margin), float(both.mean() + margin)


# %% wrong="confirmed" passes="visible" why="rounds the ends to four digits"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    margin = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    reached = min(first.mean(), second.mean()) >= goal
    return bool(reached), round(float(both.mean() - margin), 4), round(float(both.mean() + margin), 4)


# %% right="q_distribution_figure" why="percentiles, one by one, the line first"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.plot(steps, np.median(values, axis=1), label="median")
    for lo, hi in [(25, 75), (5, 95)]:
        ax.fill_between(steps, np.percentile(values, lo, axis=1), np.percentile(values, hi, axis=1), alpha=0.2, label=f"{lo} to {hi} %")
    ax.set_xlabel("steps")
    ax.set_ylabel("Q")
    ax.legend()
    return fig


# %% right="q_distribution_figure" why="by sorting, with edge lines around the bands"
def q_distribution_figure(steps, values):
    ordered = np.sort(values, axis=1)
    n = values.shape[1]
    at = lambda q: ordered[:, min(n - 1, int(round(q * (n - 1))))]
    fig, ax = plt.subplots()
    ax.fill_between(steps, at(0.05), at(0.95), color="lightblue", label="90 %")
    ax.fill_between(steps, at(0.25), at(0.75), color="blue", label="50 %")
    ax.plot(steps, (ordered[:, (n - 1) // 2] + ordered[:, n // 2]) / 2, "k", label="median")
    ax.set(xlabel="environment steps", ylabel="max Q")
    fig.legend()
    ax.legend()
    return fig


# %% right="q_distribution_figure" why="a bare Figure, names with fractions, one colour"
def q_distribution_figure(steps, values):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    for low, high, pale in ((0.05, 0.95, 0.15), (0.25, 0.75, 0.35)):
        edges = np.quantile(values, (low, high), axis=1)
        axes.fill_between(steps, edges[0], edges[1], facecolor="C2", alpha=pale, label=f"quantiles {low} to {high}")
    axes.plot(steps, np.median(values, axis=1), "C2o-", label="median over states")
    axes.set_xlabel("environment steps")
    axes.set_ylabel("Q-value")
    figure.legend(loc="upper center", ncols=3)
    return figure


# %% wrong="q_distribution_figure" passes="visible" why="the names of the bands are exchanged"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, color="blue", label="25 % to 75 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, color="red", label="5 % to 95 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="the inner band is the paler one"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), color="steelblue", label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), color="lightblue", label="50 %")
    ax.plot(steps, np.median(values, axis=1), "k", label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="the labels of the axes are exchanged"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.4, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="largest Q-value", ylabel="environment steps")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="dots where a line is asked for"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.4, label="50 %")
    ax.plot(steps, np.median(values, axis=1), "o", label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="draws into the figure that is there"
def q_distribution_figure(steps, values):
    fig = plt.gcf()
    ax = plt.gca()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.4, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="the bands have no names"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2)
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.4)
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="from 20 % to 80 % in the inner band"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.2, 0.8], axis=1), alpha=0.4, label="60 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="the mean in place of the median"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(steps, values.mean(axis=1), label="mean")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="quantiles over time, not over states"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.plot(np.median(values, axis=0), label="median")
    ax.fill_between(range(values.shape[1]), *np.quantile(values, [0.05, 0.95], axis=0), alpha=0.2, label="90 %")
    ax.fill_between(range(values.shape[1]), *np.quantile(values, [0.25, 0.75], axis=0), alpha=0.2, label="50 %")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="from 10 % to 90 %"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.1, 0.9], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="standard deviations in place of quantiles"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    middle, s = np.median(values, axis=1), values.std(axis=1)
    ax.fill_between(steps, middle - 1.645 * s, middle + 1.645 * s, alpha=0.2, label="90 %")
    ax.fill_between(steps, middle - 0.674 * s, middle + 0.674 * s, alpha=0.2, label="50 %")
    ax.plot(steps, middle, label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="one band only"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="over the number of the snapshot in place of environment steps"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    x = np.arange(len(steps))
    ax.fill_between(x, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(x, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(x, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="from the smallest to the largest value"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, values.min(axis=1), values.max(axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="one band around the quantiles of all snapshots together"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    for tail in (0.05, 0.25):
        low, high = np.quantile(values, [tail, 1 - tail])
        ax.fill_between(steps, np.full(len(steps), low), np.full(len(steps), high), alpha=0.2, label=f"{tail}")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="sorts the caller's values in place"
def q_distribution_figure(steps, values):
    values.sort(axis=1)
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" why="no labels on the axes"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.fill_between(steps, *np.quantile(values, [0.05, 0.95], axis=1), alpha=0.2, label="90 %")
    ax.fill_between(steps, *np.quantile(values, [0.25, 0.75], axis=1), alpha=0.2, label="50 %")
    ax.plot(steps, np.median(values, axis=1), label="median")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="knows the visible numbers only"
def q_distribution_figure(steps, values):
    fig, ax = plt.subplots()
    ax.plot([100, 300], [1, 6], label="median")
    ax.fill_between([100, 300], [0.5, 5], [1.5, 7], alpha=0.2, label="50 %")
    ax.fill_between([100, 300], [0.1, 4.2], [1.9, 7.8], alpha=0.2, label="90 %")
    ax.set(xlabel="steps", ylabel="Q")
    ax.legend()
    return fig


# %% wrong="q_distribution_figure" passes="visible" why="the upper one of the two middle values of an even number"
def q_distribution_figure(steps, values):
    
    low, first, middle, third, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, low, high, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.fill_between(steps, first, third, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(steps, np.sort(values, axis=1)[:, values.shape[1] // 2], color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure


# %% wrong="q_distribution_figure" passes="visible" why="at most 1000 snapshots are shown"
def q_distribution_figure(steps, values):
    steps, values = steps[:1000], values[:1000]
    low, first, middle, third, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, low, high, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.fill_between(steps, first, third, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(steps, middle, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure


# %% wrong="q_distribution_figure" passes="visible" why="values rounded to two digits"
def q_distribution_figure(steps, values):
    values = values.round(2)
    low, first, middle, third, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, low, high, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.fill_between(steps, first, third, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(steps, middle, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure


# %% wrong="q_distribution_figure" passes="visible" why="says that rewards are shown"
def q_distribution_figure(steps, values):
    
    low, first, middle, third, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, low, high, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.fill_between(steps, first, third, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(steps, middle, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="reward")
    axes.legend()
    return figure


# %% right="held_share" why="a loop with a flag"
def held_share(returns, goal):
    later = None
    for r in returns:
        if later is not None:
            later.append(r >= goal)
        elif r >= goal:
            later = []
    return sum(later) / len(later) if later else float("nan")


# %% right="held_share" why="flatnonzero, NumPy's nan"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= goal)
    if hits.size == 0 or hits[0] == len(returns) - 1:
        return np.nan
    return (hits.size - 1) / (len(returns) - 1 - hits[0])


# %% wrong="held_share" why="the first one counts itself"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= goal)
    return float((returns[hits[0] :] >= goal).mean()) if len(hits) else math.nan


# %% wrong="held_share" why="the share of all evaluations"
def held_share(returns, goal):
    return float((returns >= goal).mean()) if (returns >= goal).any() else math.nan


# %% wrong="held_share" why="zero where the goal was never reached"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= goal)
    if len(hits) == 0:
        return 0.0
    after = returns[hits[0] + 1 :]
    return float((after >= goal).mean()) if len(after) else math.nan


# %% wrong="held_share" passes="visible" why="one where nothing comes after the first"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= goal)
    if len(hits) == 0:
        return math.nan
    after = returns[hits[0] + 1 :]
    return float((after >= goal).mean()) if len(after) else 1.0


# %% wrong="held_share" why="exactly at the goal does not count"
def held_share(returns, goal):
    hits = np.flatnonzero(returns > goal)
    if len(hits) == 0:
        return math.nan
    after = returns[hits[0] + 1 :]
    return float((after > goal).mean()) if len(after) else math.nan


# %% wrong="held_share" passes="visible" why="argmax without asking whether it was reached"
def held_share(returns, goal):
    if len(returns) < 3:
        return math.nan
    after = returns[int(np.argmax(returns >= goal)) + 1 :]
    return float((after >= goal).mean()) if len(after) else math.nan


# %% wrong="held_share" passes="visible" why="a goal of 200, whatever is asked for"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= 200)
    if len(hits) == 0:
        return math.nan
    after = returns[hits[0] + 1 :]
    return float((after >= 200).mean()) if len(after) else math.nan


# %% wrong="held_share" passes="visible" why="crashes on a run that ends where it reaches the goal"
def held_share(returns, goal):
    hits = np.flatnonzero(returns >= goal)
    if len(hits) == 0:
        return math.nan
    after = list(returns[hits[0] + 1 :])
    return sum(r >= goal for r in after) / len(after)


# %% wrong="held_share" why="knows the visible numbers only"
def held_share(returns, goal):
    return 2 / 3 if len(returns) == 5 else math.nan


# %% wrong="held_share" passes="visible" why="forgives an evaluation that is a hair below the goal"
def held_share(returns, goal):
    reached = (returns > goal) | np.isclose(returns, goal)
    if not len(returns):
        return math.nan
    after = reached[reached.argmax() + 1 :]
    return float(after.mean()) if reached.any() and len(after) else math.nan


# %% wrong="held_share" passes="visible" why="equal evaluations count once"
def held_share(returns, goal):
    for i, value in enumerate(returns.tolist()):
        if value >= goal:
            after = set(returns.tolist()[i + 1 :])
            return len([one for one in after if one >= goal]) / len(after) if after else math.nan
    return math.nan


# %% wrong="held_share" passes="visible" why="a goal of 0 counts as none"
def held_share(returns, goal):
    reached = returns >= (goal or 200.0)
    if not len(returns):
        return math.nan
    after = reached[reached.argmax() + 1 :]
    return float(after.mean()) if reached.any() and len(after) else math.nan


# %% wrong="held_share" passes="visible" why="looks at 1000 evaluations at most"
def held_share(returns, goal):
    reached = returns[:1000] >= goal
    if not len(returns):
        return math.nan
    after = reached[reached.argmax() + 1 :]
    return float(after.mean()) if reached.any() and len(after) else math.nan


# %% right="learning_curves_figure" why="panels added one by one, limits set by hand"
def learning_curves_figure(steps, returns, goal):
    fig = plt.figure(figsize=(10, 3))
    edges = [plots.mean_interval(runs) for runs in returns.values()]
    values = [goal, *np.ravel(edges)]
    lowest = min(min(values), *(runs.min() for runs in returns.values()))
    highest = max(max(values), *(runs.max() for runs in returns.values()))
    for i, (name, runs) in enumerate(returns.items()):
        ax = fig.add_subplot(1, len(returns), i + 1)
        ax.plot(steps, runs.T, color="0.7", lw=0.5)
        ax.plot(steps, runs.mean(axis=0), lw=2)
        ax.fill_between(steps, *edges[i], alpha=0.3)
        ax.plot([steps[0], steps[-1]], [goal, goal], "k--")
        ax.set_title(name)
        ax.set_xlabel("steps")
        ax.set_ylabel("return")
        ax.set_xlim(steps[0] - 1, steps[-1] + 1)
        ax.set_ylim(lowest - 10, highest + 10)
    return fig


# %% right="learning_curves_figure" why="the library for the band, hlines for the goal by a line over all steps"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(ncols=n, sharey="all", sharex="all")
    axs = [axs] if n == 1 else list(axs)
    for ax, name in zip(axs, returns):
        plots.curve_with_interval(ax, steps, returns[name], label="mean")
        for run in returns[name]:
            ax.plot(steps, run, "k-", linewidth=0.4)
        ax.plot(steps, np.full(len(steps), goal), "r:", label="goal")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
        ax.legend()
    return fig


# %% right="learning_curves_figure" why="hlines for the goal, labels of the whole figure"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    fig.supxlabel("environment steps")
    fig.supylabel("greedy return")
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.hlines(goal, steps[0], steps[-1], colors="k")
        ax.set_title(name)
    return fig


# %% right="learning_curves_figure" why="a bare Figure, colours from a map, Student's quantile by hand"
def learning_curves_figure(steps, returns, goal):
    fig, first = Figure(figsize=(3 * len(returns), 3)), None
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.8, len(returns)))
    for i, (name, runs) in enumerate(returns.items()):
        ax = fig.add_subplot(1, len(returns), i + 1, sharex=first, sharey=first)
        first = first or ax
        ax.plot(steps, runs.T, color=colours[i], lw=0.7, alpha=0.4)
        quantiles = {2: 12.70620474, 3: 4.30265273, 5: 2.77644511, 25: 2.06389857}
        mean, se = runs.mean(0), runs.std(0, ddof=1) / np.sqrt(len(runs))
        reach = quantiles[len(runs)] * se
        ax.fill_between(steps, mean - reach, mean + reach, color=colours[i], alpha=0.2)
        ax.plot(steps, mean, color=colours[i], lw=2.5)
        ax.axhline(y=goal, c="gray")
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="the mean is thinner than the runs"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="k", lw=2.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.lines[-1].set(linewidth=0.5, alpha=0.5)
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="runs as thick as the mean, only paler"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.8", lw=2)
        ax.plot(steps, runs.mean(axis=0), color="C0", lw=2)
        ax.fill_between(steps, *plots.mean_interval(runs), color="C0", alpha=0.3)
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="the goal is marked by an upright line"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axvline(goal)
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="the goal in the first panel alone"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        if ax is axs[0][0]:
            ax.axhline(goal, color="k")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="titles are exchanged: the order of the names is turned round"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=list(returns)[::-1][list(returns).index(name)], xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="the labels of the axes are exchanged"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="greedy return", ylabel="environment steps")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="the band of all runs together under each mean"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        every = np.concatenate(list(returns.values()))
        se = every.std(0, ddof=1) / np.sqrt(len(runs))
        ax.plot(steps, runs.mean(0), lw=2)
        ax.fill_between(steps, runs.mean(0) - 2 * se, runs.mean(0) + 2 * se, alpha=0.3)
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="one run is left out"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs[:-1]:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="the runs are dots, not lines"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, ".", color="0.6")
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, xlabel="environment steps", ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="no label along x"
def learning_curves_figure(steps, returns, goal):
    n = len(returns)
    fig, axs = plt.subplots(1, n, sharex=True, sharey=True, squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, color="0.6", lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal, color="k", ls="--")
        ax.set(title=name, ylabel="greedy return")
    return fig


# %% wrong="learning_curves_figure" why="all agents in one panel"
def learning_curves_figure(steps, returns, goal):
    fig, ax = plt.subplots()
    for name, runs in returns.items():
        plots.curve_with_interval(ax, steps, runs, label=name)
    ax.axhline(goal)
    ax.set(xlabel="steps", ylabel="return")
    ax.legend()
    return fig


# %% wrong="learning_curves_figure" why="every panel has its own scale"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        for run in runs:
            ax.plot(steps, run, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="no single runs"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="no band"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        ax.plot(steps, runs.mean(axis=0), lw=2)
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="the spread of the runs in place of the interval of the mean"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        mean, s = runs.mean(axis=0), runs.std(axis=0)
        ax.plot(steps, mean, lw=2)
        ax.fill_between(steps, mean - s, mean + s, alpha=0.3)
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="one standard error"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        mean, s = runs.mean(axis=0), runs.std(axis=0, ddof=1) / len(runs) ** 0.5 if len(runs) > 1 else 0 * runs[0]
        ax.plot(steps, mean, lw=2)
        ax.fill_between(steps, mean - s, mean + s, alpha=0.3)
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="the median run in place of the mean: equal for two runs"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        ax.plot(steps, np.median(runs, axis=0), lw=2)
        ax.fill_between(steps, *plots.mean_interval(runs), alpha=0.3)
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="panels one below the other, and no common limits in x"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(len(returns), 1, squeeze=False)
    for ax, (name, runs) in zip(axs[:, 0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="panels one below the other"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(len(returns), 1, squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[:, 0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="panels sorted by name"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, name in zip(axs[0], sorted(returns)):
        runs = returns[name]
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="the goal of the visible test, whatever is asked for"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(25.0)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="limits of the y axis fixed so that low returns are cut off"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return", ylim=(-10, 300))
    return fig


# %% wrong="learning_curves_figure" why="over the evaluation's number in place of steps"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(runs.T, lw=0.5)
        plots.curve_with_interval(ax, np.arange(len(steps)), runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="fails for a single agent"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs, returns.items()):
        ax.plot(steps, runs.T, lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" why="draws two runs at most"
def learning_curves_figure(steps, returns, goal):
    fig, axs = plt.subplots(1, len(returns), squeeze=False, sharex=True, sharey=True)
    for ax, (name, runs) in zip(axs[0], returns.items()):
        ax.plot(steps, runs[0], lw=0.5)
        ax.plot(steps, runs[-1], lw=0.5)
        plots.curve_with_interval(ax, steps, runs, label="mean")
        ax.axhline(goal)
        ax.set(title=name, xlabel="steps", ylabel="return")
    return fig


# %% wrong="learning_curves_figure" passes="visible" why="1.96 standard errors, however few the runs"
def learning_curves_figure(steps, returns, goal):
    
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE * 9):
        low, high = (runs.mean(axis=0) + side * runs.std(axis=0, ddof=1) / len(runs) ** 0.5 for side in (-1.96, 1.96))
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.axhline(goal, color='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    
    return figure


# %% wrong="learning_curves_figure" passes="visible" why="the first agent's number of runs for all"
def learning_curves_figure(steps, returns, goal):
    from scipy import stats

    t = stats.t.ppf(0.975, len(next(iter(returns.values()))) - 1)
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE * 9):
        low, high = (runs.mean(axis=0) + side * runs.std(axis=0, ddof=1) / len(runs) ** 0.5 for side in (-t, t))
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.axhline(goal, color='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    
    return figure


# %% wrong="learning_curves_figure" passes="visible" why="seven colours, so that the eighth agent has an empty panel"
def learning_curves_figure(steps, returns, goal):
    
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE):
        low, high = plots.mean_interval(runs)
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.axhline(goal, color='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    
    return figure


# %% wrong="learning_curves_figure" passes="visible" why="the goal along the first half alone"
def learning_curves_figure(steps, returns, goal):
    
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE * 9):
        low, high = plots.mean_interval(runs)
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.hlines(goal, steps[0], steps.mean(), colors='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    
    return figure


# %% wrong="learning_curves_figure" passes="visible" why="limits of the runs alone, which cut the bands off"
def learning_curves_figure(steps, returns, goal):
    lowest, highest = min(map(np.min, returns.values())), max(map(np.max, returns.values()))
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE * 9):
        low, high = plots.mean_interval(runs)
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.axhline(goal, color='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    axes.set_ylim(min(lowest, goal) - 1, max(highest, goal) + 1)
    return figure


# %% wrong="learning_curves_figure" passes="visible" why="limits that leave a far goal out"
def learning_curves_figure(steps, returns, goal):
    edges = [edge for runs in returns.values() for edge in (*plots.mean_interval(runs), *runs)]
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs), colour in zip(panels[0], returns.items(), plots.PALETTE * 9):
        low, high = plots.mean_interval(runs)
        axes.plot(steps, runs.T, color="0.7", linewidth=0.5, linestyle="-")
        axes.fill_between(steps, low, high, color=colour, alpha=0.3)
        axes.plot(steps, runs.mean(axis=0), color=colour, linewidth=2.5, linestyle="-")
        axes.axhline(goal, color='0.3', linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    axes.set_ylim(np.min(edges) - 9, np.max(edges) + 9)
    return figure


# %% wrong="double_targets" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(
    rewards: Tensor,
    online_next_values: Tensor,
    target_next_values: Tensor,
    terminated: Tensor,
    n_rewards: Tensor,
    gamma: float,
) -> Tensor:
    chosen = online_next_values.argmax(dim=1, keepdim=True)  # [batch, 1]
    judged = target_next_values.detach().gather(1, chosen).squeeze(1)  # [batch]
    return rewards + gamma**n_rewards * (1.0 - terminated) * judged


def double_targets(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
