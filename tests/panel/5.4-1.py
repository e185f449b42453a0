# %% right="estimator_biases" why="fancy indexing with arange, max of the true values"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    truth = true_values.max()
    single = first.max(axis=1).mean() - truth
    double = second[np.arange(len(second)), actions].mean() - truth
    return float(single), float(double)

# %% right="estimator_biases" why="plain Python loop over trials, no NumPy at all"
def estimator_biases(first, second, true_values):
    best = max(float(v) for v in true_values)
    sum_single = sum_double = 0.0
    n = 0
    for guesses, others in zip(first.tolist(), second.tolist()):
        a = max(range(len(guesses)), key=guesses.__getitem__)
        sum_single += guesses[a]
        sum_double += others[a]
        n += 1
    return sum_single / n - best, sum_double / n - best

# %% right="estimator_biases" why="take_along_axis for both, the same index, helper inside"
def estimator_biases(first, second, true_values):
    favourite = np.argmax(first, axis=-1)[:, np.newaxis]

    def bias(judge):
        return float(np.mean(np.take_along_axis(judge, favourite, axis=1) - np.max(true_values)))

    return bias(first), bias(second)

# %% right="estimator_biases" why="through torch: max gives values and indices, gather picks"
def estimator_biases(first, second, true_values):
    a, b = torch.as_tensor(np.array(first, dtype=np.float64)), torch.as_tensor(np.array(second, dtype=np.float64))
    largest, which = a.max(dim=1)
    picked = b.gather(1, which.unsqueeze(1)).squeeze(1)
    top = float(np.amax(true_values))
    return largest.mean().item() - top, picked.mean().item() - top

# %% wrong="estimator_biases" why="subtracts the true value of the action that was chosen in each trial, not 'the true value of the best action'"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    rows = np.arange(len(first))
    truth = true_values[actions]
    single = (first[rows, actions] - truth).mean()
    double = (second[rows, actions] - truth).mean()
    return float(single), float(double)

# %% wrong="estimator_biases" why="subtracts the mean of the true values, not 'the true value of the best action'"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    truth = true_values.mean()
    single = first.max(axis=1).mean() - truth
    double = second[np.arange(len(second)), actions].mean() - truth
    return float(single), float(double)

# %% wrong="estimator_biases" why="takes action 0 for the best one as in the demonstration: 'the true value of the best action'"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    single = first.max(axis=1).mean() - true_values[0]
    double = second[np.arange(len(second)), actions].mean() - true_values[0]
    return float(single), float(double)

# %% wrong="estimator_biases" why="absolute values: a double estimator that is too low must have a negative bias ('a mean over the trials, less the true value')"
def estimator_biases(first, second, true_values):
    truth = true_values.max()
    actions = first.argmax(axis=1)
    single = first[np.arange(len(first)), actions].mean()
    double = second[np.arange(len(first)), actions].mean()
    return abs(float(single - truth)), abs(float(double - truth))

# %% wrong="estimator_biases" why="median over the trials where the statement says 'each a mean over the trials'"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    truth = true_values.max()
    double = second[np.arange(len(second)), actions]
    return float(np.median(first.max(axis=1)) - truth), float(np.median(double) - truth)

# %% wrong="estimator_biases" why="running maximum starts at 0: 'the largest guess of the first' is wrong where all guesses are negative"
def estimator_biases(first, second, true_values):
    single, double = [], []
    for i in range(len(first)):
        best, best_action = 0.0, 0
        for action, guess in enumerate(first[i]):
            if guess > best:
                best, best_action = guess, action
        single.append(best)
        double.append(second[i, best_action])
    truth = np.max(true_values)
    return float(np.mean(single) - truth), float(np.mean(double) - truth)

# %% wrong="estimator_biases" why="changes its arguments (rules of 1.1): subtracts the truth in place"
def estimator_biases(first, second, true_values):
    first -= true_values.max()
    second -= true_values.max()
    actions = first.argmax(axis=1)
    return float(first.max(axis=1).mean()), float(second[np.arange(len(second)), actions].mean())

# %% wrong="estimator_biases" why="second[:, actions] is a table of all trials with all actions, not 'the second's guess for the action that the first likes best'"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    truth = true_values.max()
    return float(first.max(axis=1).mean() - truth), float(second[:, actions].mean() - truth)

# %% wrong="estimator_biases" why="the second chooses and the first judges; demanded is the second's guess for the first's favourite"
def estimator_biases(first, second, true_values):
    actions = second.argmax(axis=1)
    truth = true_values.max()
    return float(first.max(axis=1).mean() - truth), float(first[np.arange(len(first)), actions].mean() - truth)

# %% wrong="estimator_biases" why="one favourite for all trials (from the mean of the guesses): 'In each [trial]' the first chooses anew"
def estimator_biases(first, second, true_values):
    action = int(first.mean(axis=0).argmax())
    truth = true_values.max()
    return float(first.max(axis=1).mean() - truth), float(second[:, action].mean() - truth)

# %% right="double_targets" why="the hint: argmax with keepdim, gather, squeeze(1), detach at the end"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    judged = target_next_values.gather(1, chosen).squeeze(1)
    return (rewards + gamma**n_rewards * (1.0 - terminated) * judged).detach()

# %% right="double_targets" why="no_grad decorator, fancy indexing, torch.where on the flag"
@torch.no_grad()
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    rows = torch.arange(rewards.shape[0], device=rewards.device)
    best = torch.argmax(online_next_values, 1)
    bootstrapped = rewards + torch.pow(gamma, n_rewards) * target_next_values[rows, best]
    return torch.where(terminated.bool(), rewards, bootstrapped)

# %% right="double_targets" why="boolean mask from one_hot selects one entry per row; detach of the judge's table first"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    n_actions = target_next_values.size(-1)
    mask = functional.one_hot(online_next_values.max(dim=-1).indices, n_actions).bool()
    worth = target_next_values.detach()[mask]
    still_running = terminated == 0
    discount = torch.full_like(n_rewards, gamma).pow(n_rewards)
    return rewards.detach() + discount * worth * still_running

# %% right="double_targets" why="a loop over the batch on a copy of the rewards, early continue"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    targets = rewards.detach().clone()
    with torch.no_grad():
        for i in range(len(targets)):
            if terminated[i] > 0.5:
                continue
            action = int(online_next_values[i].argmax())
            targets[i] += gamma ** float(n_rewards[i]) * target_next_values[i, action]
    return targets

# %% right="double_targets" why="take_along_dim, addcmul, .data; the flag sits inside the base of the power, which is 0 for at least one step"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    _judge = target_next_values.data
    _chosen = online_next_values.data.argmax(dim=1).unsqueeze(-1)
    _discount = (gamma * (1 - terminated)) ** n_rewards
    return torch.addcmul(rewards, _discount, torch.take_along_dim(_judge, _chosen, dim=1)[:, 0])

# %% wrong="double_targets" why="clipped double: the smaller of both networks' values; demanded is the target network's value"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        judged = torch.minimum(
            online_next_values.gather(1, chosen), target_next_values.gather(1, chosen)
        ).squeeze(1)
        return rewards + gamma**n_rewards * (1 - terminated) * judged

# %% wrong="double_targets" why="the first row's choice for all rows: the formula's argmax is over the actions of each S_i'"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1)
        judged = target_next_values[:, chosen][:, 0]  # [batch]
        return rewards + gamma**n_rewards * (1 - terminated) * judged

# %% wrong="double_targets" why="changes the argument rewards in place (rules of 1.1)"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        judged = target_next_values.gather(1, chosen).squeeze(1)
        rewards += gamma**n_rewards * (1 - terminated) * judged
    return rewards

# %% wrong="double_targets" why="sets the rows of ended episodes to 0 in the caller's target_next_values (arguments are not changed)"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        target_next_values[terminated.bool()] = 0.0
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        judged = target_next_values.gather(1, chosen).squeeze(1)
        return rewards + gamma**n_rewards * judged

# %% wrong="double_targets" why="float64 result; promised are targets of float32"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1)
    targets = [
        r if d else r + gamma**n * row[a]
        for r, d, n, row, a in zip(
            rewards.tolist(), terminated.tolist(), n_rewards.tolist(), target_next_values.tolist(), chosen.tolist()
        )
    ]
    return torch.tensor(targets, dtype=torch.float64, device=rewards.device)

# %% wrong="double_targets" why="one power of gamma for all: 'Each row has its own number of rewards, and hence its own power of gamma'"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        judged = target_next_values.gather(1, chosen).squeeze(1)
        discount = gamma ** int(n_rewards[0])
        return rewards + discount * (1 - terminated) * judged

# %% wrong="double_targets" why="requires a gradient where the target network's values do: 'The result is a constant'"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)  # constant
    judged = target_next_values.gather(1, chosen).squeeze(1)
    return rewards + gamma**n_rewards * (1 - terminated) * judged

# %% wrong="double_targets" why="roles exchanged: the target network chooses and the Q-network judges"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = target_next_values.argmax(dim=1, keepdim=True)
        judged = online_next_values.gather(1, chosen).squeeze(1)
        return rewards + gamma**n_rewards * (1 - terminated) * judged

# %% wrong="double_targets" why="caps the power at 2, that is knows only one and two rewards: 'its own power of gamma' for any n"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        judged = target_next_values.gather(1, chosen).squeeze(1)
        discount = torch.where(n_rewards > 1, gamma * gamma, gamma)
        return rewards + discount * (1 - terminated) * judged

# %% wrong="double_targets" why="cuts the judged value at 0 ('never worth less than stopping'): the formula takes the target network's value as it is, negative too"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    best = online_next_values.argmax(dim=1)
    worth = target_next_values.detach()[torch.arange(len(best), device=best.device), best]
    return rewards + gamma**n_rewards * ((1 - terminated) * worth).clamp(min=0.0)

# %% right="join_streams" why="mean with keepdim in one line"
def join_streams(values, advantages):
    return values + advantages - advantages.mean(dim=1, keepdim=True)

# %% right="join_streams" why="sum over the last axis divided by the number of actions, unsqueeze"
def join_streams(values: Tensor, advantages: Tensor) -> Tensor:
    n_actions = advantages.shape[-1]
    average = (advantages.sum(-1) / n_actions).unsqueeze(-1)
    centred = torch.sub(advantages, average)
    return torch.add(centred, values.expand_as(advantages))

# %% right="join_streams" why="column by column, glued with cat"
def join_streams(values, advantages):
    columns = advantages.split(1, dim=1)
    mean = sum(columns) / len(columns)
    return torch.cat([values + column - mean for column in columns], dim=1)

# %% right="join_streams" why="transposed: actions on the first axis, mean(0), back again"
def join_streams(values, advantages):
    by_action = advantages.T  # [n_actions, batch]
    offset = values.squeeze(1) - by_action.mean(0)
    return (by_action + offset).T

# %% wrong="join_streams" why="divides by the number of rows, not of actions (1/|A|); equal for a square table only"
def join_streams(values, advantages):
    total = advantages.sum(dim=1, keepdim=True)
    return values + advantages - total / len(advantages)

# %% wrong="join_streams" why="the mean is detached, so gradients are not those of the formula; 'gradients flow to both arguments'"
def join_streams(values, advantages):
    with torch.no_grad():
        mean = advantages.mean(dim=1, keepdim=True)
    return values + advantages - mean

# %% wrong="join_streams" why="centres the argument in place (rules of 1.1: arguments not changed)"
def join_streams(values, advantages):
    advantages -= advantages.mean(dim=1, keepdim=True)
    return values + advantages

# %% wrong="join_streams" why="no gradient to the value stream: 'gradients flow to both arguments'"
def join_streams(values, advantages):
    return values.detach() + advantages - advantages.mean(dim=1, keepdim=True)

# %% wrong="join_streams" why="through NumPy: no gradient flows to either argument"
def join_streams(values, advantages):
    v, a = values.detach().cpu().numpy(), advantages.detach().cpu().numpy()
    return torch.from_numpy(v + a - a.mean(axis=1, keepdims=True)).to(values.device)

# %% wrong="join_streams" why="midpoint of the largest and the smallest advantage, equal to the mean for two actions only"
def join_streams(values, advantages):
    low, high = advantages.amin(dim=1, keepdim=True), advantages.amax(dim=1, keepdim=True)
    return values + advantages - (low + high) / 2

# %% wrong="join_streams" why="one mean for the whole batch: the sum over b is for each s"
def join_streams(values, advantages):
    return values + advantages - advantages.mean()

# %% wrong="join_streams" why="equation 8 of the paper: subtracts the maximum, not the mean"
def join_streams(values, advantages):
    return values + (advantages - advantages.max(dim=1, keepdim=True).values)

# %% wrong="join_streams" why="mean over the batch (dim 0) instead of the actions"
def join_streams(values, advantages):
    return values + advantages - advantages.mean(dim=0, keepdim=True)

# %% right="pull_on_others" why="closed form (n - 1) / (2 n - 1)"
def pull_on_others(n_actions: int) -> float:
    return (n_actions - 1) / (2 * n_actions - 1)

# %% right="pull_on_others" why="the moves of Q_1 and Q_2 written out"
def pull_on_others(n_actions):
    move_value = 1.0
    tried = move_value + (1.0 - 1.0 / n_actions)
    other = move_value - 1.0 / n_actions
    return other / tried

# %% right="pull_on_others" why="lets autograd do the paperwork: one gradient step in float64"
def pull_on_others(n_actions):
    parameters = torch.zeros(1 + n_actions, dtype=torch.float64, requires_grad=True)

    def q(p):
        return p[0] + p[1:] - p[1:].mean()

    (gradient,) = torch.autograd.grad(q(parameters)[0], parameters)
    move = q(gradient)
    return float(move[1] / move[0])

# %% right="pull_on_others" why="Jacobian J in NumPy, the changes are a column of J J^T; exact fractions are not needed"
def pull_on_others(n_actions: int) -> float:
    n = n_actions
    jacobian = np.hstack([np.ones((n, 1)), np.eye(n) - np.full((n, n), 1 / n)])
    changes = jacobian @ jacobian[0]
    return float(changes[1] / changes[0])

# %% wrong="pull_on_others" why="1 / (n + 1) fits two actions only; 'as a function of the number of actions'"
def pull_on_others(n_actions):
    return 1 / (n_actions + 1)

# %% wrong="pull_on_others" why="1 / (2 n - 1): the move of the other action taken for 1/n, which holds for n = 2 only"
def pull_on_others(n_actions):
    return (1 / n_actions) / (2 - 1 / n_actions)

# %% wrong="pull_on_others" why="(n - 1) / (n + 1), takes A_1's move for 1/n: tried = 1 + 1/n"
def pull_on_others(n_actions):
    tried = 1 + 1 / n_actions
    other = 1 - 1 / n_actions
    return other / tried

# %% wrong="pull_on_others" why="1/3 whatever n is; 'Write it as a function of the number of actions'"
def pull_on_others(n_actions):
    return 1.0 / 3.0

# %% wrong="pull_on_others" why="divides by the 3/2 that is the move of the tried action for two actions only"
def pull_on_others(n_actions):
    return (1 - 1 / n_actions) / 1.5

# %% wrong="pull_on_others" why="the pull is shared out among the others; asked is by which share EACH of the others changes"
def pull_on_others(n_actions):
    return (n_actions - 1) / (2 * n_actions - 1) / (n_actions - 1)

# %% wrong="pull_on_others" why="the move itself, not 'as a share of that one's own move'"
def pull_on_others(n_actions):
    return 1 - 1 / n_actions

# %% wrong="pull_on_others" why="forgets that the advantages move too (only V): others 1, the tried one 2 - 1/n"
def pull_on_others(n_actions):
    return 1 / (2 - 1 / n_actions)

# %% right="DuelingNetwork" why="three nn.Sequential"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% right="DuelingNetwork" why="own module classes with functional.relu, no nn.ReLU anywhere"
class _Dense(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = nn.Linear(n_in, n_out)

    def forward(self, x):
        return functional.relu(self.layer(x))


class _Stream(nn.Module):
    def __init__(self, width, n_out):
        super().__init__()
        self.hidden = _Dense(width, width)
        self.last = nn.Linear(width, n_out)

    def forward(self, x):
        return self.last(self.hidden(x))


class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = _Dense(n_features, width)
        self.value = _Stream(width, 1)
        self.advantage = _Stream(width, n_actions)

    def forward(self, observations: Tensor) -> Tensor:
        hidden = self.shared(observations)
        return join_streams(values=self.value(hidden), advantages=self.advantage(hidden))

# %% right="DuelingNetwork" why="a static helper for stacks of any sizes and add_module in a loop, ReLU in place"
class DuelingNetwork(nn.Module):
    @staticmethod
    def _stack(*sizes, last_relu=False):
        layers = []
        for n_in, n_out in itertools.pairwise(sizes):
            layers += [nn.Linear(n_in, n_out), nn.ReLU(inplace=True)]
        return nn.Sequential(*(layers if last_relu else layers[:-1]))

    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.add_module("shared", self._stack(n_features, width, last_relu=True))
        for name, size in (("value", 1), ("advantage", n_actions)):
            self.add_module(name, self._stack(width, width, size))

    def forward(self, observations: Tensor) -> Tensor:
        x = self.shared(observations)
        parts = [stream(x) for stream in (self.value, self.advantage)]
        return join_streams(*parts)

# %% right="DuelingNetwork" why="streams are ModuleLists in a small module, clamp as the ReLU, shared by named Sequential"
class _Head(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:]))

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            if number:
                x = x.clamp(min=0)
            x = layer(x)
        return x


class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential()
        self.shared.add_module("linear", nn.Linear(n_features, width))
        self.shared.add_module("relu", nn.ReLU())
        self.value, self.advantage = _Head([width, width, 1]), _Head([width, width, n_actions])

    def forward(self, observations: Tensor) -> Tensor:
        seen = self.shared(observations)
        return join_streams(self.value(seen), self.advantage(seen))

# %% wrong="DuelingNetwork" why="both streams use one hidden layer: the advantage stream has 'weights of its own'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        hidden = [nn.Linear(width, width), nn.ReLU()]
        self.value = nn.Sequential(*hidden, nn.Linear(width, 1))
        self.advantage = nn.Sequential(*hidden, nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="the shared part has no ReLU: 'by a linear layer and a ReLU'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Linear(n_features, width)
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="no hidden layer in the streams: 'by a hidden layer of width units with a ReLU, and a linear layer'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Linear(width, 1)
        self.advantage = nn.Linear(width, n_actions)

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="a ReLU behind the value stream: it ends in a linear layer, values may be negative"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1), nn.ReLU())
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="hidden layers of half the width: 'a hidden layer of width units'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        half = width // 2
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, half), nn.ReLU(), nn.Linear(half, 1))
        self.advantage = nn.Sequential(nn.Linear(width, half), nn.ReLU(), nn.Linear(half, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="Tanh in the streams in the place of the ReLU"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="the shared part has two layers: 'by a linear layer and a ReLU'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(
            nn.Linear(n_features, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
        )
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="the hidden ReLU of the value stream is missing: 'a hidden layer of width units with a ReLU'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="forward adds the streams without the mean: 'forward joins the two with your join_streams'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return self.value(features) + self.advantage(features)

# %% wrong="DuelingNetwork" why="hidden units fixed at 64 as in the example: 'a hidden layer of width units'"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, 1))
        self.advantage = nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, n_actions))

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% right="variants" why="a literal with replace"
def variants(base, seed):
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(base, seed=seed, dueling=True),
    }

# %% right="variants" why="comprehension over the switches, everything else copied"
def variants(base: dqn.Config, seed: int) -> dict[str, dqn.Config]:
    switches = [("DQN", {}), ("double DQN", {"double": True}), ("dueling DQN", {"dueling": True})]
    return {name: replace(base, seed=seed, **changes) for name, changes in switches}

# %% right="variants" why="through the constructor from the fields, no replace"
def variants(base, seed):
    import dataclasses

    held = {field.name: getattr(base, field.name) for field in dataclasses.fields(base)}
    made = {}
    for name in ("DQN", "double DQN", "dueling DQN"):
        own = dict(held, seed=seed)
        if name != "DQN":
            own[name.split()[0]] = True
        made[name] = dqn.Config(**own)
    return made

# %% right="variants" why="seeded plain one first, the others from it"
def variants(base, seed):
    plain = replace(base, seed=seed)
    result = dict(DQN=plain)
    for word in ("double", "dueling"):
        result[f"{word} DQN"] = replace(plain, **{word: True})
    return result

# %% wrong="variants" why="starts from dqn.LUNAR_LANDER instead of the base: 'everything else is as in the base, whatever it holds'"
def variants(base, seed):
    return {
        "DQN": replace(dqn.LUNAR_LANDER, seed=seed),
        "double DQN": replace(dqn.LUNAR_LANDER, seed=seed, double=True),
        "dueling DQN": replace(dqn.LUNAR_LANDER, seed=seed, dueling=True),
    }

# %% wrong="variants" why="fresh configurations with the defaults: everything else is not as in the base"
def variants(base, seed):
    return {
        "DQN": dqn.Config(seed=seed),
        "double DQN": dqn.Config(seed=seed, double=True),
        "dueling DQN": dqn.Config(seed=seed, dueling=True),
    }

# %% wrong="variants" why="copies only the fields that the student noticed: the rest falls back to the defaults"
def variants(base, seed):
    common = dict(
        seed=seed, env_id=base.env_id, total_steps=base.total_steps, n_envs=base.n_envs, hidden=base.hidden,
        gamma=base.gamma, learning_rate=base.learning_rate, batch_size=base.batch_size, buffer_size=base.buffer_size,
        n_step=base.n_step, reward_scale=base.reward_scale, stop_at=base.stop_at,
    )
    return {
        "DQN": dqn.Config(**common),
        "double DQN": dqn.Config(**common, double=True),
        "dueling DQN": dqn.Config(**common, dueling=True),
    }

# %% wrong="variants" why="a seed of 0 counts as none, so the base's seed stays: 'All three get the same seed' that is passed"
def variants(base, seed):
    seed = seed or base.seed
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(base, seed=seed, dueling=True),
    }

# %% wrong="variants" why="writes the seed into the caller's (frozen) base: arguments are not changed"
def variants(base, seed):
    object.__setattr__(base, "seed", seed)
    return {"DQN": base, "double DQN": replace(base, double=True), "dueling DQN": replace(base, dueling=True)}

# %% wrong="variants" why="the third is double and dueling at once: the agents differ in one thing"
def variants(base, seed):
    plain = replace(base, seed=seed)
    double = replace(plain, double=True)
    return {"DQN": plain, "double DQN": double, "dueling DQN": replace(double, dueling=True)}

# %% wrong="variants" why="three different seeds: 'All three get the same seed'"
def variants(base, seed):
    names = {"DQN": {}, "double DQN": {"double": True}, "dueling DQN": {"dueling": True}}
    return {name: replace(base, seed=seed + i, **more) for i, (name, more) in enumerate(names.items())}

# %% wrong="variants" why="also makes dueling nets smaller 'to be fair': everything else is as in the base"
def variants(base, seed):
    narrower = tuple(max(1, size // 2) for size in base.hidden)
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(base, seed=seed, dueling=True, hidden=narrower),
    }

# %% right="confirmed" why="np.concatenate and std(ddof=1)"
def confirmed(first, second, goal):
    everything = np.concatenate([first, second])
    mean = everything.mean()
    half = 1.96 * everything.std(ddof=1) / np.sqrt(len(everything))
    passed = first.mean() >= goal and second.mean() >= goal
    return bool(passed), float(mean - half), float(mean + half)

# %% right="confirmed" why="the statistics module on plain lists"
def confirmed(first, second, goal):
    import statistics

    returns = [*first.tolist(), *second.tolist()]
    centre = statistics.fmean(returns)
    error = statistics.stdev(returns) / math.sqrt(len(returns))
    both = all(statistics.fmean(part.tolist()) >= goal for part in (first, second))
    return both, centre - 1.96 * error, centre + 1.96 * error

# %% right="confirmed" why="sums of squares written out, min of the two means, early result"
def confirmed(first: NDArray[np.float64], second: NDArray[np.float64], goal: float) -> tuple[bool, float, float]:
    pooled = np.r_[first, second]
    n = pooled.size
    centre = pooled.sum() / n
    variance = ((pooled - centre) ** 2).sum() / (n - 1)
    low, high = centre + np.array([-1.96, 1.96]) * math.sqrt(variance / n)
    return bool(min(first.mean(), second.mean()) >= goal), float(low), float(high)

# %% right="confirmed" why="np.var with ddof and an inner helper named _reaches"
def confirmed(first, second, goal):
    def _reaches(returns):
        return not float(np.mean(returns)) < goal

    both = np.append(first, second)
    standard_error = float(np.var(both, ddof=1) / both.shape[0]) ** 0.5
    m = float(np.average(both))
    if _reaches(first) and _reaches(second):
        verdict = True
    else:
        verdict = False
    return verdict, m - 1.96 * standard_error, m + 1.96 * standard_error

# %% wrong="confirmed" why="a mean of exactly the goal does not count: 'have a mean of at least 200'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    return bool(first.mean() > goal and second.mean() > goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="judges the mean of all episodes: 'Whether both means reach the goal'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    return bool(both.mean() >= goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="one of the two sets is enough: 'both have a mean of at least'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    return bool(first.mean() >= goal or second.mean() >= goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="mean of the two means: for unequal lengths it is not 'the mean over all episodes of both sets'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    mean = (first.mean() + second.mean()) / 2
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    return bool(first.mean() >= goal and second.mean() >= goal), float(mean - half), float(mean + half)

# %% wrong="confirmed" why="takes n for twice the first set's length: n is the number of all episodes"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    n = 2 * len(first)
    half = 1.96 * both.std(ddof=1) / math.sqrt(n)
    return bool(first.mean() >= goal and second.mean() >= goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="rounds the ends to whole numbers, as in the example: promised is 1.96 standard errors about the mean"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    return (
        bool(first.mean() >= goal and second.mean() >= goal),
        float(round(both.mean() - half)),
        float(round(both.mean() + half)),
    )

# %% wrong="confirmed" why="std divides by n: 'the sample standard deviation s, which divides by n - 1'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std() / math.sqrt(len(both))
    return bool(first.mean() >= goal and second.mean() >= goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="1.96 standard deviations, not standard errors"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1)
    return bool(first.mean() >= goal and second.mean() >= goal), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="goal fixed at 200: the argument goal is 'Mean return that each set has to reach'"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    half = 1.96 * both.std(ddof=1) / math.sqrt(len(both))
    passed = first.mean() >= 200.0 and second.mean() >= 200.0
    return bool(passed), float(both.mean() - half), float(both.mean() + half)

# %% wrong="confirmed" why="compares medians with the goal; demanded are the means of both sets"
def confirmed(first, second, goal):
    both = np.concatenate([first, second])
    mean, half = both.mean(), 1.96 * both.std(ddof=1) / math.sqrt(both.size)
    return bool(np.median(first) >= goal and np.median(second) >= goal), float(mean - half), float(mean + half)

# %% right="q_distribution_figure" why="the hint: five quantiles at once, alpha bands"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, lowest, highest, color="C0", alpha=0.15, linewidth=0, label="5 % to 95 %")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, linewidth=0, label="25 % to 75 %")
    axes.plot(steps, median, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% right="q_distribution_figure" why="bare Figure, percentile row by row, opaque pale colours from a colour map"
def q_distribution_figure(steps, values):
    from matplotlib import colormaps

    blues = colormaps["Blues"]
    q = np.array([np.percentile(row, (5, 25, 50, 75, 95)) for row in values])
    fig = Figure(figsize=(7, 4))
    ax = fig.add_subplot(1, 1, 1)
    ax.fill_between(steps, q[:, 0], q[:, 4], color=blues(0.25), label="middle 90 % of the states (5 % to 95 %)")
    ax.fill_between(steps, q[:, 1], q[:, 3], color=blues(0.55), label="middle 50 % of the states (25 % to 75 %)")
    ax.plot(steps, q[:, 2], "o-", color=blues(0.95), label="median (50 %)")
    ax.set_xlabel("Environment steps")
    ax.set_ylabel("max Q(s, a)")
    ax.legend(loc="best")
    return fig

# %% right="q_distribution_figure" why="loop over the bands, np.median, a legend with explicit handles"
def q_distribution_figure(steps: NDArray[np.int64], values: NDArray[np.float64]) -> Figure:
    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    [line] = axes.plot(steps, np.median(values, axis=1), color="black", lw=1.5)
    handles, names = [line], ["median"]
    for tail, alpha in ((0.25, 0.5), (0.05, 0.2)):
        band = axes.fill_between(
            steps,
            np.quantile(values, tail, axis=1),
            np.quantile(values, 1 - tail, axis=1),
            facecolor="tab:orange",
            alpha=alpha,
        )
        handles.append(band)
        names.append(f"{tail:.0%} to {1 - tail:.0%} quantile")
    axes.legend(handles, names)
    plt.setp(axes, xlabel="step of the environment (environment steps)", ylabel="largest Q-value of a state")
    return figure

# %% right="q_distribution_figure" why="figure.legend in the place of axes.legend: 'show a legend' is satisfied"
def q_distribution_figure(steps, values):
    figure, axes = plt.subplots()
    quantile = {p: np.quantile(values, p / 100, axis=1) for p in (5, 25, 50, 75, 95)}
    axes.fill_between(steps, quantile[5], quantile[95], color="tab:green", alpha=0.15, label="5 % to 95 %")
    axes.fill_between(steps, quantile[25], quantile[75], color="tab:green", alpha=0.35, label="25 % to 75 %")
    axes.plot(steps, quantile[50], color="darkgreen", label="median")
    axes.set_xlabel("environment steps")
    axes.set_ylabel("largest Q-value")
    figure.legend(loc="upper center", ncols=3)
    return figure

# %% right="q_distribution_figure" why="bands as closed polygons by axes.fill (there and back), not fill_between"
def q_distribution_figure(steps, values):
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    there_and_back = np.concatenate([steps, steps[::-1]])
    figure, axes = plt.subplots()
    for low, high, alpha, label in ((q05, q95, 0.15, "5 % to 95 %"), (q25, q75, 0.35, "25 % to 75 %")):
        axes.fill(there_and_back, np.concatenate([low, high[::-1]]), color="C2", alpha=alpha, label=label)
    axes.plot(steps, q50, color="C2", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the line is the mean over the states, not the median (label says median)"
def q_distribution_figure(steps, values):
    lowest, low, high, highest = np.quantile(values, [0.05, 0.25, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, values.mean(axis=1), color="C0", label="median")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.fill_between(steps, lowest, highest, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the outer band is from 10 % to 90 %; demanded 'from the 5 % to the 95 % quantile'"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, median, color="C0", label="median")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, label="middle 50 %")
    axes.fill_between(steps, lowest, highest, color="C0", alpha=0.2, label="middle 90 %")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="bands from mean and standard deviation as if values were normal, not quantiles"
def q_distribution_figure(steps, values):
    median, spread = np.median(values, axis=1), values.std(axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, median, color="C0", label="median")
    axes.fill_between(steps, median - 0.674 * spread, median + 0.674 * spread, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.fill_between(steps, median - 1.645 * spread, median + 1.645 * spread, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the outer band goes from the minimum to the maximum, not from 5 % to 95 %"
def q_distribution_figure(steps, values):
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, median, color="C0", label="median")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.fill_between(steps, values.min(axis=1), values.max(axis=1), color="C0", alpha=0.2, label="5 % to 95 %")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="no labels on the axes: 'Label the axes'"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, median, color="C0", label="median")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.fill_between(steps, lowest, highest, color="C0", alpha=0.2, label="5 % to 95 %")
    axes.set_title("Q-values over environment steps")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the inner band is the paler one; 'a paler one from the 5 % to the 95 % quantile'"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, lowest, highest, color="steelblue", label="5 % to 95 %")
    axes.fill_between(steps, low, high, color="lightblue", label="25 % to 75 %")
    axes.plot(steps, median, color="black", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the labels of the two bands are exchanged in the legend"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    outer = axes.fill_between(steps, lowest, highest, color="C0", alpha=0.15)
    inner = axes.fill_between(steps, low, high, color="C0", alpha=0.4)
    [line] = axes.plot(steps, median, color="C0")
    axes.legend([line, outer, inner], ["median", "25 % to 75 %", "5 % to 95 %"])
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    return figure

# %% wrong="q_distribution_figure" why="sorts the caller's values in place (arguments are not changed)"
def q_distribution_figure(steps, values):
    values.sort(axis=1)
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, lowest, highest, color="C0", alpha=0.15, label="5 % to 95 %")
    axes.fill_between(steps, low, high, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(steps, median, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the number of the snapshot on x in the place of environment steps"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    x = np.arange(1, len(steps) + 1)
    figure, axes = plt.subplots()
    axes.fill_between(x, lowest, highest, color="C0", alpha=0.15, label="5 % to 95 %")
    axes.fill_between(x, low, high, color="C0", alpha=0.4, label="25 % to 75 %")
    axes.plot(x, median, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="bands are made symmetric about the median (half the distance of the quantiles to each side)"
def q_distribution_figure(steps, values):
    lowest, low, median, high, highest = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, median, color="C3", label="median")
    for width, alpha, label in ((high - low, 0.4, "25 % to 75 %"), (highest - lowest, 0.15, "5 % to 95 %")):
        axes.fill_between(steps, median - width / 2, median + width / 2, color="C3", alpha=alpha, label=label)
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% right="held_share" why="flatnonzero, then a mean of the rest"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if reached.size == 0:
        return math.nan
    later = returns[reached[0] + 1 :]
    if later.size == 0:
        return math.nan
    return float((later >= goal).mean())

# %% right="held_share" why="one pass with counters in plain Python"
def held_share(returns, goal):
    seen, after, good = False, 0, 0
    for value in returns:
        if seen:
            after += 1
            good += bool(value >= goal)
        elif value >= goal:
            seen = True
    return good / after if after else float("nan")

# %% right="held_share" why="counts only: all successes but the first over all evaluations behind it"
def held_share(returns, goal):
    hits = (np.asarray(returns) >= goal).tolist()
    try:
        first = hits.index(True)
    except ValueError:
        return math.nan
    n_after = len(hits) - first - 1
    return (sum(hits) - 1) / n_after if n_after > 0 else math.nan

# %% right="held_share" why="itertools.dropwhile"
def held_share(returns: NDArray[np.float64], goal: float) -> float:
    rest = list(itertools.dropwhile(lambda r: r < goal, returns.tolist()))[1:]
    if not rest:
        return np.nan
    return sum(r >= goal for r in rest) / len(rest)

# %% right="held_share" why="cumulative or, shifted by one, selects the evaluations that count"
def held_share(returns, goal):
    ok = returns >= goal
    counts = np.zeros(len(ok), dtype=bool)
    counts[1:] = np.logical_or.accumulate(ok)[:-1]
    return float(ok[counts].mean()) if counts.any() else math.nan

# %% wrong="held_share" why="an evaluation of exactly the goal does not count: 'reached the goal' is >= (hint, and at least 200)"
def held_share(returns, goal):
    reached = np.flatnonzero(returns > goal)
    if len(reached) == 0:
        return math.nan
    later = returns[reached[0] + 1 :]
    return float((later > goal).mean()) if len(later) else math.nan

# %% wrong="held_share" why="0 where nothing came after: 'or none came after, the answer is nan'"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return math.nan
    later = returns[reached[0] + 1 :]
    return float((later >= goal).sum() / max(len(later), 1))

# %% wrong="held_share" why="nan where later evaluations exist but all fail: the share is then 0"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) < 2:  # reached never, or never again
        return math.nan
    later = returns[reached[0] + 1 :]
    return float((later >= goal).mean())

# %% wrong="held_share" why="index 0 is taken for 'not reached': a run whose very first evaluation reaches the goal gives nan"
def held_share(returns, goal):
    first = next((i for i, value in enumerate(returns) if value >= goal), None)
    if not first or first == len(returns) - 1:
        return math.nan
    return float((returns[first + 1 :] >= goal).mean())

# %% wrong="held_share" why="compares with the first success (205) in place of the goal: 'which share reached it too'"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0 or reached[0] == len(returns) - 1:
        return math.nan
    first = reached[0]
    return float((returns[first + 1 :] >= returns[first]).mean())

# %% wrong="held_share" why="1.0 where no evaluation follows ('it held all of none'); demanded is nan"
def held_share(returns, goal):
    ok = (returns >= goal).tolist()
    if True not in ok:
        return math.nan
    rest = ok[ok.index(True) + 1 :]
    return 1.0 if all(rest) else sum(rest) / len(rest)

# %% wrong="held_share" why="the first success itself is counted: 'Of those after the first one'"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return math.nan
    return float((returns[reached[0] :] >= goal).mean())

# %% wrong="held_share" why="goal fixed at 200; the argument goal is the 'Mean return to reach'"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= 200.0)
    if len(reached) == 0 or reached[0] + 1 == len(returns):
        return math.nan
    return float(np.mean(returns[reached[0] + 1 :] >= 200.0))

# %% wrong="held_share" why="argmax without asking whether anything was reached: 'If none ever reached it ... nan'"
def held_share(returns, goal):
    hits = returns >= goal
    rest = hits[hits.argmax() + 1 :]
    return float(rest.mean()) if len(rest) else math.nan

# %% wrong="held_share" why="leaves out the last evaluation: 'Of those after the first one that reached the goal' includes the last"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return math.nan
    later = returns[reached[0] + 1 : -1]  # the last evaluation is where training stopped
    return float((later >= goal).mean()) if len(later) else math.nan

# %% right="learning_curves_figure" why="the hint: shared axes, curve_with_interval, axhline"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(
        1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(4 * len(returns), 3.6)
    )
    for axes, (name, runs) in zip(panels[0], returns.items(), strict=True):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, runs, label="mean", colour=plots.PALETTE[0])
        axes.get_lines()[-1].set_linewidth(2.5)
        axes.axhline(goal, color="0.3", linestyle=":", linewidth=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% right="learning_curves_figure" why="bare Figure, limits set by hand, own Student interval, goal by hlines in axes coordinates"
def learning_curves_figure(steps, returns, goal):
    from scipy import stats

    fig = Figure(figsize=(4.2 * len(returns), 3.8))
    panels, extremes = [], [float(goal)]
    for number, (name, runs) in enumerate(returns.items(), start=1):
        ax = fig.add_subplot(1, len(returns), number)
        ax.plot(steps, runs.T, color="lightsteelblue", lw=0.7)
        mean = runs.mean(axis=0)
        ax.plot(steps, mean, color="navy", lw=2.5, label="mean of the runs")
        extremes += [float(runs.min()), float(runs.max())]
        if len(runs) > 1:
            half = stats.t.ppf(0.975, len(runs) - 1) * stats.sem(runs, axis=0)
            ax.fill_between(steps, mean - half, mean + half, color="navy", alpha=0.25, lw=0, label="95 % interval of the mean")
            extremes += [float((mean - half).min()), float((mean + half).max())]
        ax.hlines(goal, 0, 1, transform=ax.get_yaxis_transform(), color="crimson", linestyles="dashed", lw=1)
        ax.set_title(name)
        ax.set_xlabel("environment steps")
        ax.set_ylabel("return")
        panels.append(ax)
    margin = 0.05 * (max(extremes) - min(extremes)) or 1.0
    first, last = float(np.min(steps)), float(np.max(steps))
    side = 0.03 * (last - first) or 1.0
    for ax in panels:
        ax.set_ylim(min(extremes) - margin, max(extremes) + margin)
        ax.set_xlim(first - side, last + side)
    return fig

# %% right="learning_curves_figure" why="plt.figure and add_subplot with sharex and sharey to the first, mean_interval of the library, colours from a colour map"
def learning_curves_figure(steps, returns, goal):
    colours = plt.get_cmap("viridis")(np.linspace(0.1, 0.8, len(returns)))
    figure = plt.figure(figsize=(10, 3.5))
    first = None
    for i, name in enumerate(returns):
        axes = figure.add_subplot(1, len(returns), i + 1, sharex=first, sharey=first)
        first = first or axes
        table = np.asarray(returns[name], dtype=float)
        for row in table:
            axes.plot(steps, row, color=colours[i], alpha=0.5, linewidth=0.5)
        axes.plot(steps, np.mean(table, axis=0), color=colours[i], linewidth=3)
        if table.shape[0] >= 2:
            axes.fill_between(steps, *plots.mean_interval(table), color=colours[i], alpha=0.2)
        axes.axhline(y=goal, color="k", ls="--", lw=0.8, label="goal")
        axes.set(title=str(name), xlabel="environment steps", ylabel="greedy return, mean over an evaluation")
        axes.legend()
    return figure

# %% right="learning_curves_figure" why="t quantile by scipy.special, the goal as an axline, runs first and limits by sharing all"
def learning_curves_figure(steps: NDArray[np.int64], returns: Mapping[str, NDArray[np.float64]], goal: float) -> Figure:
    from scipy.special import stdtrit

    def _draw(axes, runs):
        n = len(runs)
        centre = runs.mean(axis=0)
        for run in runs:
            axes.plot(steps, run, "-", color="silver", linewidth=0.8)
        axes.plot(steps, centre, "-", color="darkgreen", linewidth=2.2)
        if n >= 2:
            half = stdtrit(n - 1, 0.975) * runs.std(axis=0, ddof=1) / n**0.5
            axes.fill_between(steps, centre - half, centre + half, color="darkgreen", alpha=0.2, linewidth=0)
        axes.axline((float(steps[0]), goal), slope=0.0, color="black", linewidth=1, linestyle="dotted")

    figure, panels = plt.subplots(ncols=len(returns), sharex="all", sharey="all", squeeze=False, figsize=(11, 3.4))
    for axes, name in zip(panels.flat, returns):
        _draw(axes, returns[name])
        axes.set_title(name)
        axes.set_xlabel("steps")
        axes.set_ylabel("mean return")
    return figure

# %% right="learning_curves_figure" why="the goal plotted as a two-point line, draws everything and then unites the limits"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), figsize=(12, 4), squeeze=False)
    panels = list(grid[0])
    for axes, (name, runs) in zip(panels, returns.items()):
        axes.plot(steps, runs.T, color="tab:gray", linewidth=0.5, alpha=0.7)
        plots.curve_with_interval(axes, steps, runs, label=name, colour="tab:blue")
        axes.lines[-1].set(linewidth=3)
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    lows, highs = zip(*(axes.get_ylim() for axes in panels))
    bottom, top = min(*lows, goal - 1), max(*highs, goal + 1)
    left, right = panels[0].get_xlim()
    for axes in panels:
        axes.plot([left, right], [goal, goal], color="tab:red", linewidth=1)
        axes.set(xlim=(left, right), ylim=(bottom, top))
    return figure

# %% wrong="learning_curves_figure" why="panels below each other: 'side by side'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(len(returns), 1, sharex=True, sharey=True, squeeze=False, figsize=(6, 9))
    for axes, (name, runs) in zip(panels[:, 0], returns.items()):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, runs, label="mean", colour="C0")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="only the first panel has a y label: 'both axes of each panel are labelled'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, runs, label="mean", colour="C0")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps")
    panels[0, 0].set_ylabel("return")
    return figure

# %% wrong="learning_curves_figure" why="the band is one standard deviation of the runs, not 'the 95 % confidence interval of that mean'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        axes.plot(steps, runs.T, color="0.6", linewidth=0.6)
        mean, spread = runs.mean(axis=0), runs.std(axis=0)
        axes.plot(steps, mean, color="C0", linewidth=2.5)
        axes.fill_between(steps, mean - spread, mean + spread, color="C0", alpha=0.2)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="the band holds 95 % of the runs (their quantiles), not the interval of the mean"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        axes.plot(steps, runs.T, color="0.6", linewidth=0.6)
        axes.plot(steps, runs.mean(axis=0), color="C0", linewidth=2.5)
        axes.fill_between(steps, *np.quantile(runs, [0.025, 0.975], axis=0), color="C0", alpha=0.2)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="the thick line is the median over the runs: 'a thick line for the mean'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        axes.plot(steps, runs.T, color="0.6", linewidth=0.6)
        axes.plot(steps, np.median(runs, axis=0), color="C0", linewidth=2.5)
        if len(runs) > 1:
            axes.fill_between(steps, *plots.mean_interval(runs), color="C0", alpha=0.2)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="sorted by name: 'in the order in which they are given'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, name in zip(panels[0], sorted(returns)):
        for run in returns[name]:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, returns[name], label="mean", colour="C0")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="titles from a fixed list of names: 'with the agent's name as title'"
def learning_curves_figure(steps, returns, goal):
    names = ["DQN", "double DQN", "dueling DQN"]
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, name, runs in zip(panels[0], names, returns.values()):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, runs, label="mean", colour="C0")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="runs are drawn as thick as the mean: 'a thin line for every run, a thick line for the mean'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=2)
        axes.plot(steps, runs.mean(axis=0), color="C0", linewidth=2)
        if len(runs) > 1:
            axes.fill_between(steps, *plots.mean_interval(runs), color="C0", alpha=0.2)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="the band is one standard error, about 68 %, not 95 %"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        axes.plot(steps, runs.T, color="0.6", linewidth=0.6)
        mean = runs.mean(axis=0)
        error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs)) if len(runs) > 1 else 0 * mean
        axes.plot(steps, mean, color="C0", linewidth=2.5)
        axes.fill_between(steps, mean - error, mean + error, color="C0", alpha=0.2)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="each panel has limits of its own: 'they all have the same limits on both axes'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        for run in runs:
            axes.plot(steps, run, color="0.6", linewidth=0.6)
        plots.curve_with_interval(axes, steps, runs, label="mean", colour="C0")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
    return figure

# %% wrong="learning_curves_figure" why="no band at all: 'with a band for the 95 % confidence interval of that mean'"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(11, 3.5))
    for axes, (name, runs) in zip(panels[0], returns.items()):
        axes.plot(steps, runs.T, color="0.6", linewidth=0.6)
        axes.plot(steps, runs.mean(axis=0), color="C0", linewidth=2.5, label="mean and 95 % interval")
        axes.axhline(goal, color="black", label="goal")
        axes.set(title=name, xlabel="environment steps", ylabel="return")
        axes.legend()
    return figure
