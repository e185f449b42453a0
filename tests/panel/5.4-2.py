# %% right="estimator_biases" why="loop over trials with zip, plain Python sums, no fancy indexing"
def estimator_biases(first, second, true_values):
    best = max(float(v) for v in true_values)
    singles, doubles = [], []
    for guess, other in zip(first, second):
        chosen = max(range(len(guess)), key=lambda a: guess[a])
        singles.append(float(guess[chosen]))
        doubles.append(float(other[chosen]))
    return math.fsum(singles) / len(singles) - best, math.fsum(doubles) / len(doubles) - best

# %% right="estimator_biases" why="np.take_along_axis with keepdims"
def estimator_biases(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    true_values: NDArray[np.float64],
) -> tuple[float, float]:
    favourite = np.argmax(first, axis=1, keepdims=True)
    truth = true_values.max()
    single, double = (
        float(np.mean(np.take_along_axis(guesses, favourite, axis=1)) - truth)
        for guesses in (first, second)
    )
    return single, double

# %% right="estimator_biases" why="torch gather in float64, a NamedTuple as the tuple"
class _Biases(NamedTuple):
    single: float
    double: float


def estimator_biases(first, second, true_values):
    one = torch.as_tensor(first, dtype=torch.float64)
    two = torch.as_tensor(second, dtype=torch.float64)
    top = one.max(dim=1)
    judged = two.gather(1, top.indices[:, None])[:, 0]
    truth = float(np.max(true_values))
    return _Biases(top.values.mean().item() - truth, judged.mean().item() - truth)

# %% right="estimator_biases" why="boolean mask of the row maxima, no argmax (no two guesses are equal)"
def estimator_biases(first, second, true_values):
    largest = first.max(axis=1)
    liked = first == largest[:, np.newaxis]
    judged = np.where(liked, second, 0.0).sum(axis=1)
    errors = np.stack([largest, judged]) - np.amax(true_values)
    return tuple(errors.mean(axis=1).tolist())

# %% wrong="estimator_biases" why="less the true value of the chosen action, not of the best action"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    rows = np.arange(len(first))
    single = (first[rows, actions] - true_values[actions]).mean()
    double = (second[rows, actions] - true_values[actions]).mean()
    return float(single), float(double)

# %% wrong="estimator_biases" why="takes true_values[0] for the true value of the best action"
def estimator_biases(first, second, true_values):
    actions = first.argmax(axis=1)
    truth = true_values[0]
    single = first.max(axis=1).mean() - truth
    double = second[np.arange(len(second)), actions].mean() - truth
    return float(single), float(double)

# %% wrong="estimator_biases" why="subtracts from the caller's arrays in place: arguments are changed"
def estimator_biases(first, second, true_values):
    best = true_values.max()
    first -= best
    second -= best
    actions = first.argmax(axis=1)
    single = first.max(axis=1).mean()
    double = second[np.arange(len(second)), actions].mean()
    return float(single), float(double)

# %% wrong="estimator_biases" why="roles exchanged in the double estimator: the second chooses and the first is asked"
def estimator_biases(first, second, true_values):
    best = true_values.max()
    single = first.max(axis=1).mean() - best
    actions = second.argmax(axis=1)
    double = first[np.arange(len(first)), actions].mean() - best
    return float(single), float(double)

# %% wrong="estimator_biases" why="averages over the trials first and takes the maximum after: the largest guess is per trial"
def estimator_biases(first, second, true_values):
    best = float(true_values.max())
    means = first.mean(axis=0)
    action = int(means.argmax())
    return float(means[action]) - best, float(second.mean(axis=0)[action]) - best

# %% wrong="estimator_biases" why="the single estimator averages the largest guesses of both: it is the largest guess of the first, uses first alone"
def estimator_biases(first, second, true_values):
    best = true_values.max()
    rows = np.arange(len(first))
    chosen = first.argmax(axis=1)
    single = 0.5 * (first.max(axis=1) + second.max(axis=1)).mean() - best
    double = second[rows, chosen].mean() - best
    return float(single), float(double)

# %% wrong="estimator_biases" why="a bias is a mean with its sign; this is the mean absolute error, which is never negative"
def estimator_biases(first, second, true_values):
    best = true_values.max()
    chosen = np.argmax(first, axis=1)
    single = np.abs(first.max(axis=1).mean() - best)
    double = np.abs(second[np.arange(len(second)), chosen].mean() - best)
    return float(single), float(double)

# %% wrong="estimator_biases" why="the mean over the actions' true values is subtracted, not the value of the best action"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    truth = true_values.mean()
    single = first.max(axis=1).mean() - truth
    double = np.mean([row[a] for row, a in zip(second, chosen, strict=True)]) - truth
    return float(single), float(double)

# %% wrong="estimator_biases" why="the best action is taken to be the one with the largest mean guess, not the truly best"
def estimator_biases(first, second, true_values):
    best = int(first.mean(axis=0).argmax())
    chosen = first.argmax(axis=1)
    single = (first.max(axis=1) - true_values[best]).mean()
    double = (second[np.arange(len(second)), chosen] - true_values[best]).mean()
    return float(single), float(double)

# %% wrong="estimator_biases" why="rounds the biases to two digits"
def estimator_biases(first, second, true_values):
    chosen = first.argmax(axis=1)
    best = true_values.max()
    single = first.max(axis=1).mean() - best
    double = second[np.arange(len(second)), chosen].mean() - best
    return round(float(single), 2), round(float(double), 2)

# %% right="double_targets" why="no_grad, one-hot mask instead of gather"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        n_actions = online_next_values.shape[1]
        mask = functional.one_hot(online_next_values.argmax(dim=1), n_actions).bool()
        judged = torch.where(mask, target_next_values, 0.0).sum(dim=1)
        alive = 1.0 - terminated
        return rewards + gamma**n_rewards * alive * judged

# %% right="double_targets" why="loop over rows, then torch.stack"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    made = []
    for i in range(len(rewards)):
        target = rewards[i].detach().clone()
        if not terminated[i]:
            a = int(torch.argmax(online_next_values[i]))
            target = target + gamma ** float(n_rewards[i]) * target_next_values[i, a].detach()
        made.append(target)
    return torch.stack(made) if made else torch.zeros_like(rewards)

# %% right="double_targets" why="indexes with arange, torch.where for the end, detach last"
def double_targets(
    rewards: Tensor,
    online_next_values: Tensor,
    target_next_values: Tensor,
    terminated: Tensor,
    n_rewards: Tensor,
    gamma: float,
) -> Tensor:
    rows = torch.arange(rewards.numel(), device=rewards.device)
    judged = target_next_values[rows, online_next_values.max(dim=1).indices]
    future = torch.pow(gamma, n_rewards) * judged
    return torch.where(terminated.bool(), rewards, rewards + future).detach()

# %% right="double_targets" why="decorator, take_along_dim, addcmul; squeeze() is harmless here as [batch] factors broadcast it back"
@torch.no_grad()
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    best = torch.argmax(online_next_values, 1, keepdim=True)
    worth = torch.take_along_dim(target_next_values, best, dim=1).squeeze()
    discounts = torch.full_like(n_rewards, gamma).pow(n_rewards)
    return torch.addcmul(rewards, discounts, (1 - terminated) * worth)

# %% wrong="double_targets" why="zeroes the terminated rows of the detached values, which share memory with the argument: it is changed"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    values = target_next_values.detach()
    values[terminated == 1] = 0.0
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    return rewards + gamma**n_rewards * values.gather(1, chosen).squeeze(1)

# %% wrong="double_targets" why="clipped double: the smaller of both networks' values of the chosen action, but the target network alone judges"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        worth = torch.minimum(
            target_next_values.gather(1, chosen), online_next_values.gather(1, chosen)
        ).squeeze(1)
        return rewards + gamma**n_rewards * (1 - terminated) * worth

# %% wrong="double_targets" why="picks all chosen actions from row 0: the values of the other rows' next observations are not used"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    actions = online_next_values.argmax(dim=1)
    worth = target_next_values[:, actions][0]
    targets = rewards + gamma**n_rewards * (1.0 - terminated) * worth
    return targets.detach()

# %% wrong="double_targets" why="exp(n log gamma): breaks at gamma 0, which is in the promised range [0, 1]"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    powers = torch.exp(n_rewards * math.log(gamma))
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    worth = target_next_values.gather(1, chosen).squeeze(1)
    return (rewards + powers * (1 - terminated) * worth).detach()

# %% wrong="double_targets" why="detach_ in place changes the arguments: the networks' values lose their gradient"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    online_next_values.detach_()
    target_next_values.detach_()
    chosen = online_next_values.argmax(dim=1)
    worth = target_next_values[torch.arange(len(chosen)), chosen]
    return rewards + gamma**n_rewards * (1 - terminated) * worth

# %% wrong="double_targets" why="the caller's rewards are added to in place"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
        targets = rewards
        targets += (
            (1 - terminated)
            * gamma**n_rewards
            * target_next_values.gather(1, chosen).squeeze(1)
        )
        return targets

# %% wrong="double_targets" why="gamma once, whatever n_rewards says: each row has its own power"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    worth = target_next_values.gather(1, chosen).squeeze(1)
    return (rewards + gamma * (1 - terminated) * worth).detach()

# %% wrong="double_targets" why="roles exchanged: the target network chooses and the Q-network judges"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = target_next_values.argmax(dim=1, keepdim=True)
    worth = online_next_values.gather(1, chosen).squeeze(1)
    return (rewards + gamma**n_rewards * (1 - terminated) * worth).detach()

# %% wrong="double_targets" why="gathered values keep shape [batch, 1], so the sum is [batch, batch]"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    worth = target_next_values.gather(1, chosen)
    return (rewards + gamma**n_rewards * (1 - terminated) * worth).detach()

# %% wrong="double_targets" why="only choosing is without gradient; the judged values stay connected"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    with torch.no_grad():
        chosen = online_next_values.argmax(dim=1, keepdim=True)
    worth = target_next_values.gather(1, chosen).squeeze(1)
    return rewards + gamma**n_rewards * (1 - terminated) * worth

# %% wrong="double_targets" why="a table of powers that ends at three rewards: four or five rewards get gamma cubed, not gamma to the power of n"
def double_targets(rewards, online_next_values, target_next_values, terminated, n_rewards, gamma):
    table = torch.tensor([1.0, gamma, gamma**2, gamma**3], device=rewards.device)
    powers = table[n_rewards.long().clamp(max=3)]
    chosen = online_next_values.argmax(dim=1, keepdim=True)
    worth = target_next_values.gather(1, chosen).squeeze(1)
    return (rewards + powers * (1 - terminated) * worth).detach()

# %% right="join_streams" why="centres A by hand with sum and division, then adds"
def join_streams(values, advantages):
    n_actions = advantages.shape[1]
    means = advantages.sum(dim=1).div(n_actions).unsqueeze(1)
    return values.expand_as(advantages) + (advantages - means)

# %% right="join_streams" why="a centring matrix I - 1/n and a matrix product"
def join_streams(values: Tensor, advantages: Tensor) -> Tensor:
    n = advantages.size(-1)
    centre = torch.eye(n, dtype=advantages.dtype, device=advantages.device) - 1.0 / n
    return torch.addmm(values.expand(-1, n), advantages, centre)

# %% right="join_streams" why="row by row in a comprehension, torch.stack"
def join_streams(values, advantages):
    rows = [v + a - torch.mean(a) for v, a in zip(values, advantages, strict=True)]
    if not rows:
        return advantages + values
    return torch.stack(rows)

# %% right="join_streams" why="keepdim written as [:, None], out-of-place torch functions"
def join_streams(values, advantages):
    baseline = advantages.mean(-1)[:, None]
    return torch.sub(torch.add(values, advantages), baseline)

# %% wrong="join_streams" why="the mean is taken out of the graph: the gradient is not that of the formula with its mean"
def join_streams(values, advantages):
    with torch.no_grad():
        means = advantages.mean(dim=1, keepdim=True)
    return values + advantages - means

# %% wrong="join_streams" why="in-place subtraction changes the caller's advantages"
def join_streams(values, advantages):
    advantages -= advantages.mean(dim=1, keepdim=True)
    return values + advantages

# %% wrong="join_streams" why="the middle between largest and smallest advantage is subtracted, the mean only for two actions"
def join_streams(values, advantages):
    largest = advantages.amax(dim=1, keepdim=True)
    smallest = advantages.amin(dim=1, keepdim=True)
    return values + advantages - (largest + smallest) / 2

# %% wrong="join_streams" why="squeeze() drops an axis for a batch of one: shape must be [batch, n_actions]"
def join_streams(values, advantages):
    centred = advantages - advantages.mean(dim=1, keepdim=True)
    return (values + centred).squeeze()

# %% wrong="join_streams" why="goes through NumPy: no gradient flows to either argument"
def join_streams(values, advantages):
    v = values.detach().cpu().numpy()
    a = advantages.detach().cpu().numpy()
    joined = v + a - a.mean(axis=1, keepdims=True)
    return torch.from_numpy(joined).to(values.device)

# %% wrong="join_streams" why="the value is treated as a constant baseline: no gradient flows to values"
def join_streams(values, advantages):
    return values.detach() + advantages - advantages.mean(dim=1, keepdim=True)

# %% wrong="join_streams" why="mean over the whole batch: each row has its own mean"
def join_streams(values, advantages):
    return values + advantages - advantages.mean()

# %% wrong="join_streams" why="subtracts the largest advantage (equation 8 of the paper), not the mean"
def join_streams(values, advantages):
    return values + advantages - advantages.max(dim=1, keepdim=True).values

# %% wrong="join_streams" why="divides by two actions always, not by the number of actions"
def join_streams(values, advantages):
    return values + advantages - 0.5 * advantages.sum(dim=1, keepdim=True)

# %% wrong="join_streams" why="the median in place of the mean (quantile 0.5: alike for two actions)"
def join_streams(values, advantages):
    middle = torch.quantile(advantages, 0.5, dim=1, keepdim=True)
    return values + (advantages - middle)

# %% right="pull_on_others" why="closed form"
def pull_on_others(n_actions: int) -> float:
    return (n_actions - 1) / (2 * n_actions - 1)

# %% right="pull_on_others" why="one true gradient step with autograd in float64"
def pull_on_others(n_actions):
    parameters = torch.zeros(n_actions + 1, dtype=torch.float64, requires_grad=True)

    def _model(p):
        return p[0] + p[1:] - p[1:].mean()

    before = _model(parameters)
    (gradient,) = torch.autograd.grad(before[0], parameters)
    with torch.no_grad():
        moved = _model(parameters + gradient) - before
    return float(moved[1] / moved[0])

# %% right="pull_on_others" why="exact fractions, simulating the moves of V and A"
from fractions import Fraction


def pull_on_others(n_actions: int) -> float:
    n = Fraction(n_actions)
    move_v = Fraction(1)
    move_a = [1 - 1 / n] + [-1 / n] * (n_actions - 1)
    mean = sum(move_a) / n
    first, other = (move_v + m - mean for m in move_a[:2])
    return float(other / first)

# %% right="pull_on_others" why="tangent kernel J J^T by NumPy"
def pull_on_others(n_actions):
    centre = np.eye(n_actions) - np.full((n_actions, n_actions), 1 / n_actions)
    jacobian = np.hstack([np.ones((n_actions, 1)), centre])
    kernel = jacobian @ jacobian.T
    return float(kernel[1, 0] / kernel[0, 0])

# %% wrong="pull_on_others" why="1 / (n + 1) fits two actions only"
def pull_on_others(n_actions: int) -> float:
    return 1 / (n_actions + 1)

# %% wrong="pull_on_others" why="the share of one other action was asked, this is the sum over all others"
def pull_on_others(n_actions: int) -> float:
    q_tried = 2 - 1 / n_actions
    q_other = 1 - 1 / n_actions
    return (n_actions - 1) * q_other / q_tried

# %% wrong="pull_on_others" why="the others' move is taken to be 1/n: 1/(2n-1), right for two actions only"
def pull_on_others(n_actions: int) -> float:
    v, a = 1.0, 1.0 - 1.0 / n_actions
    return (1.0 / n_actions) / (v + a)

# %% wrong="pull_on_others" why="leaves the mean out: V and A_1 move by 1, so a half"
def pull_on_others(n_actions: int) -> float:
    move_v, move_a = 1.0, 1.0
    return move_v / (move_v + move_a)

# %% wrong="pull_on_others" why="a constant 1/3, but it is a function of the number of actions"
def pull_on_others(n_actions: int) -> float:
    return 1 / 3

# %% wrong="pull_on_others" why="the move of A_1 is taken for 1/n in the denominator: (1 - 1/n) / (1 + 1/n), right for two actions"
def pull_on_others(n_actions: int) -> float:
    return (n_actions - 1) / (n_actions + 1)

# %% wrong="pull_on_others" why="the change of the other actions' advantages only, the move of V is forgotten"
def pull_on_others(n_actions: int) -> float:
    return (-1 / n_actions) / (1 - 1 / n_actions)

# %% wrong="pull_on_others" why="rounds the share to whole percent"
def pull_on_others(n_actions: int) -> float:
    share = (1 - 1 / n_actions) / (2 - 1 / n_actions)
    return round(share, 2)

# %% wrong="pull_on_others" why="a step in which only the parameters of Q_1 move: the other advantages' own moves of -1/n are forgotten"
def pull_on_others(n_actions: int) -> float:
    n = n_actions
    move_v, move_a = 1.0, 1.0 - 1.0 / n
    change_of_mean = move_a / n
    q_tried = move_v + move_a - change_of_mean
    q_other = move_v - change_of_mean
    return q_other / q_tried

# %% right="DuelingNetwork" why="nn.Sequential for each part, as in the hint"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% right="DuelingNetwork" why="hand-written modules with functional relu for the parts"
class _Layer(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)

    def forward(self, x):
        return functional.relu(self.linear(x))


class _Stream(nn.Module):
    def __init__(self, width, n_out):
        super().__init__()
        self.hidden = _Layer(width, width)
        self.out = nn.Linear(width, n_out)

    def forward(self, x):
        return self.out(self.hidden(x))


class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = _Layer(n_features, width)
        self.value = _Stream(width, 1)
        self.advantage = _Stream(width, n_actions)

    def forward(self, observations):
        x = self.shared(observations)
        return join_streams(values=self.value(x), advantages=self.advantage(x))

# %% right="DuelingNetwork" why="a static helper and add_module in a loop"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        for name, sizes in {
            "shared": (n_features, width),
            "value": (width, width, 1),
            "advantage": (width, width, n_actions),
        }.items():
            self.add_module(name, self._model(sizes))
        self.shared.append(nn.ReLU())

    @staticmethod
    def _model(sizes):
        layers = []
        for before, after in itertools.pairwise(sizes):
            layers.extend([nn.Linear(before, after), nn.ReLU()])
        return nn.Sequential(*layers[:-1])

    def forward(self, observations):
        features = self.shared(observations)
        streams = [self.value(features), self.advantage(features)]
        return join_streams(*streams)

# %% right="DuelingNetwork" why="ModuleList streams registered under names, relu called from torch"
class _Mlp(nn.ModuleList):
    def forward(self, x):
        for number, layer in enumerate(self):
            x = layer(torch.relu(x) if number else x)
        return x


class DuelingNetwork(nn.Module):
    def __init__(self, n_features: int, width: int, n_actions: int) -> None:
        super().__init__()
        self.shared = nn.Sequential()
        self.shared.add_module("linear", nn.Linear(n_features, width))
        self.shared.add_module("relu", nn.ReLU())
        self.value = _Mlp([nn.Linear(width, width), nn.Linear(width, 1)])
        self.advantage = _Mlp([nn.Linear(width, width), nn.Linear(width, n_actions)])

    def forward(self, observations: Tensor) -> Tensor:
        features = self.shared(observations)
        values, advantages = self.value(features), self.advantage(features)
        return join_streams(values, advantages)

# %% wrong="DuelingNetwork" why="both streams use the same hidden layer: the advantage needs weights of its own"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        hidden = nn.Linear(width, width)
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(hidden, nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(hidden, nn.ReLU(), nn.Linear(width, n_actions))

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="no hidden layer in the streams"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Linear(width, 1)
        self.advantage = nn.Linear(width, n_actions)

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="the shared part has no ReLU"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Linear(n_features, width)
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="the streams' hidden layers have half the width, so that both together have width"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        half = width // 2
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, half), nn.ReLU(), nn.Linear(half, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, half), nn.ReLU(), nn.Linear(half, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="a ReLU after the last layer of each stream: they end in a linear layer"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()

        def stream(n_out):
            return nn.Sequential(
                nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_out), nn.ReLU()
            )

        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = stream(1)
        self.advantage = stream(n_actions)

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="Tanh where the statement says ReLU"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.Tanh(), nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% wrong="DuelingNetwork" why="values plus advantages without the mean: forward must join with join_streams"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return self.value(features) + self.advantage(features)

# %% wrong="DuelingNetwork" why="squeezes the result: a batch of one loses its axis, [batch, n_actions] is promised"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(n_features, width), nn.ReLU())
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features)).squeeze()

# %% wrong="DuelingNetwork" why="shared has two layers: a linear layer and a ReLU are asked"
class DuelingNetwork(nn.Module):
    def __init__(self, n_features, width, n_actions):
        super().__init__()
        self.shared = nn.Sequential(
            nn.Linear(n_features, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()
        )
        self.value = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.advantage = nn.Sequential(
            nn.Linear(width, width), nn.ReLU(), nn.Linear(width, n_actions)
        )

    def forward(self, observations):
        features = self.shared(observations)
        return join_streams(self.value(features), self.advantage(features))

# %% right="variants" why="dataclasses.replace three times"
def variants(base: dqn.Config, seed: int) -> dict[str, dqn.Config]:
    plain = replace(base, seed=seed)
    return {
        "DQN": plain,
        "double DQN": replace(plain, double=True),
        "dueling DQN": replace(plain, dueling=True),
    }

# %% right="variants" why="rebuilds the configuration from asdict"
def variants(base, seed):
    shared = asdict(base) | {"seed": seed}
    extras = {"DQN": {}, "double DQN": {"double": True}, "dueling DQN": {"dueling": True}}
    return {name: dqn.Config(**{**shared, **extra}) for name, extra in extras.items()}

# %% right="variants" why="dict from zip, double and dueling set from the position"
def variants(base, seed):
    names = ["DQN", "double DQN", "dueling DQN"]
    flags = ((False, False), (True, False), (False, True))
    made = (replace(base, seed=seed, double=a, dueling=b) for a, b in flags)
    return dict(zip(names, made, strict=True))

# %% right="variants" why="copies, and sets the copies' fields past the freeze; the base stays as it is"
def variants(base, seed):
    def _sample(**changes):
        made = copy.copy(base)
        for field, value in changes.items():
            object.__setattr__(made, field, value)
        return made

    result = {}
    result["DQN"] = _sample(seed=seed)
    result["double DQN"] = _sample(seed=seed, double=True)
    result["dueling DQN"] = _sample(seed=seed, dueling=True)
    return result

# %% wrong="variants" why="starts from LUNAR_LANDER's environment: everything else is as in the base, whatever it holds"
def variants(base, seed):
    common = replace(base, seed=seed, env_id="LunarLander-v3")
    return {
        "DQN": common,
        "double DQN": replace(common, double=True),
        "dueling DQN": replace(common, dueling=True),
    }

# %% wrong="variants" why="the dueling agent is double too: they differ in two things"
def variants(base, seed):
    dqn_config = replace(base, seed=seed)
    double = replace(dqn_config, double=True)
    dueling = replace(double, dueling=True)
    return {"DQN": dqn_config, "double DQN": double, "dueling DQN": dueling}

# %% wrong="variants" why="copies some fields by hand, the others fall back to the defaults"
def variants(base, seed):
    def make(**extra):
        return dqn.Config(
            seed=seed,
            env_id=base.env_id,
            total_steps=base.total_steps,
            n_envs=base.n_envs,
            hidden=base.hidden,
            gamma=base.gamma,
            learning_rate=base.learning_rate,
            batch_size=base.batch_size,
            buffer_size=base.buffer_size,
            target_rate=base.target_rate,
            n_step=base.n_step,
            reward_scale=base.reward_scale,
            evaluate_every=base.evaluate_every,
            stop_at=base.stop_at,
            **extra,
        )

    return {
        "DQN": make(),
        "double DQN": make(double=True),
        "dueling DQN": make(dueling=True),
    }

# %% wrong="variants" why="the base itself gets the seed: an argument is changed"
def variants(base, seed):
    object.__setattr__(base, "seed", seed)
    return {
        "DQN": base,
        "double DQN": replace(base, double=True),
        "dueling DQN": replace(base, dueling=True),
    }

# %% wrong="variants" why="seeds 7, 8, 9: all three get the same seed"
def variants(base, seed):
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed + 1, double=True),
        "dueling DQN": replace(base, seed=seed + 2, dueling=True),
    }

# %% wrong="variants" why="plain DQN keeps the base's seed"
def variants(base, seed):
    return {
        "DQN": base,
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(base, seed=seed, dueling=True),
    }

# %% wrong="variants" why="the dueling network gets half the hidden width so that it has as many weights: two things differ"
def variants(base, seed):
    narrow = tuple(width // 2 for width in base.hidden[-1:])
    return {
        "DQN": replace(base, seed=seed),
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(
            base, seed=seed, dueling=True, hidden=(*base.hidden[:-1], *narrow)
        ),
    }

# %% wrong="variants" why="built on LUNAR_LANDER, not on the base"
def variants(base, seed):
    return {
        "DQN": replace(dqn.LUNAR_LANDER, seed=seed),
        "double DQN": replace(dqn.LUNAR_LANDER, seed=seed, double=True),
        "dueling DQN": replace(dqn.LUNAR_LANDER, seed=seed, dueling=True),
    }

# %% wrong="variants" why="n_step is set to 1 for the plain agent, as in the DQN of 5.2: everything else is as in the base"
def variants(base, seed):
    return {
        "DQN": replace(base, seed=seed, n_step=1),
        "double DQN": replace(base, seed=seed, double=True),
        "dueling DQN": replace(base, seed=seed, dueling=True),
    }

# %% right="confirmed" why="NumPy, as in the hint, all() over both means"
def confirmed(
    first: NDArray[np.float64], second: NDArray[np.float64], goal: float
) -> tuple[bool, float, float]:
    together = np.concatenate([first, second])
    margin = 1.96 * together.std(ddof=1) / math.sqrt(together.size)
    centre = together.mean()
    passed = all(sample.mean() >= goal for sample in (first, second))
    return passed, float(centre - margin), float(centre + margin)

# %% right="confirmed" why="statistics module on lists, sum of squared deviations"
import statistics


def confirmed(first, second, goal):
    episodes = [*map(float, first), *map(float, second)]
    mean = statistics.fmean(episodes)
    error = statistics.stdev(episodes) / len(episodes) ** 0.5
    verdict = statistics.fmean(map(float, first)) >= goal
    if verdict:
        verdict = statistics.fmean(map(float, second)) >= goal
    return verdict, mean - 1.96 * error, mean + 1.96 * error

# %% right="confirmed" why="NamedTuple as the tuple, np.hstack, min of the means"
class Verdict(NamedTuple):
    passed: bool
    low: float
    high: float


def confirmed(first, second, goal):
    pooled = np.hstack((first, second))
    n = len(pooled)
    mean = pooled.sum() / n
    s = np.sqrt(((pooled - mean) ** 2).sum() / (n - 1))
    half = 1.96 * s / np.sqrt(n)
    return Verdict(bool(min(np.mean(first), np.mean(second)) >= goal), float(mean - half), float(mean + half))

# %% right="confirmed" why="torch, unbiased std by default, low and high by a vector"
def confirmed(first, second, goal):
    a = torch.as_tensor(first, dtype=torch.float64)
    b = torch.as_tensor(second, dtype=torch.float64)
    both = torch.cat([a, b])
    sem = both.std() / both.numel() ** 0.5
    low, high = (both.mean() + 1.96 * sem * torch.tensor([-1.0, 1.0], dtype=torch.float64)).tolist()
    return bool(a.mean() >= goal and b.mean() >= goal), low, high

# %% wrong="confirmed" why="only one of the means has to reach the goal"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    passed = first.mean() >= goal or second.mean() >= goal
    return bool(passed), float(episodes.mean() - margin), float(episodes.mean() + margin)

# %% wrong="confirmed" why="the verdict is about the mean of all episodes, not about both means"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    mean = float(episodes.mean())
    margin = 1.96 * float(episodes.std(ddof=1)) / math.sqrt(len(episodes))
    return mean >= goal, mean - margin, mean + margin

# %% wrong="confirmed" why="mean of the two means: wrong where the sets have unequal lengths"
def confirmed(first, second, goal):
    means = np.array([first.mean(), second.mean()])
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    return bool((means >= goal).all()), float(means.mean() - margin), float(means.mean() + margin)

# %% wrong="confirmed" why="a mean of exactly the goal does not pass (strictly greater)"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    passed = first.mean() > goal and second.mean() > goal
    return bool(passed), float(episodes.mean() - margin), float(episodes.mean() + margin)

# %% wrong="confirmed" why="the standard error takes twice the first set's length as n"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    n = 2 * len(first)
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(n)
    passed = min(first.mean(), second.mean()) >= goal
    return bool(passed), float(episodes.mean() - margin), float(episodes.mean() + margin)

# %% wrong="confirmed" why="means are rounded to whole returns before they are compared: 199.6 passes"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    passed = round(float(first.mean())) >= goal and round(float(second.mean())) >= goal
    return passed, float(episodes.mean() - margin), float(episodes.mean() + margin)

# %% wrong="confirmed" why="subtracts the goal from the caller's arrays in place"
def confirmed(first, second, goal):
    first -= goal
    second -= goal
    episodes = np.concatenate([first, second])
    centre = episodes.mean() + goal
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    passed = first.mean() >= 0 and second.mean() >= 0
    return bool(passed), float(centre - margin), float(centre + margin)

# %% wrong="confirmed" why="population standard deviation (divides by n)"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std() / np.sqrt(len(episodes))
    passed = first.mean() >= goal and second.mean() >= goal
    return bool(passed), float(episodes.mean() - margin), float(episodes.mean() + margin)

# %% wrong="confirmed" why="the lower end has to reach the goal, but both means should"
def confirmed(first, second, goal):
    episodes = np.concatenate([first, second])
    margin = 1.96 * episodes.std(ddof=1) / np.sqrt(len(episodes))
    low, high = float(episodes.mean() - margin), float(episodes.mean() + margin)
    return low >= goal, low, high

# %% wrong="confirmed" why="sums the sets elementwise and averages pairs: only works for equal lengths, and s is that of pairs"
def confirmed(first, second, goal):
    error = np.sqrt(np.var(np.r_[first, second], ddof=1) / (len(first) + len(second)))
    mean = float(((first + second) / 2).mean())
    passed = bool(first.mean() >= goal) and bool(second.mean() >= goal)
    return passed, mean - 1.96 * float(error), mean + 1.96 * float(error)

# %% right="q_distribution_figure" why="quantiles at once, fill_between, legend in the axes"
def q_distribution_figure(steps, values):
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q05, q95, alpha=0.15, color="C0", linewidth=0, label="5 % to 95 %")
    axes.fill_between(steps, q25, q75, alpha=0.35, color="C0", linewidth=0, label="25 % to 75 %")
    axes.plot(steps, q50, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% right="q_distribution_figure" why="bare Figure, np.percentile, loop over bands, colours from a colour map, figure legend"
def q_distribution_figure(steps, values):
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    shades = plt.get_cmap("Blues")
    for low, high, shade in ((5, 95, 0.25), (25, 75, 0.55)):
        axes.fill_between(
            steps,
            np.percentile(values, low, axis=1),
            np.percentile(values, high, axis=1),
            color=shades(shade),
            label=f"middle {high - low} % ({low} % to {high} %)",
        )
    axes.plot(steps, np.median(values, axis=1), "-", color="black", lw=1.5, label="median over the states")
    axes.set_xlabel("environment steps")
    axes.set_ylabel("max Q(s, a)")
    figure.legend()
    return figure

# %% right="q_distribution_figure" why="polygons by axes.fill, quantiles snapshot by snapshot"
def q_distribution_figure(
    steps: NDArray[np.int64], values: NDArray[np.float64]
) -> Figure:
    def _curve(level):
        return np.fromiter((np.quantile(row, level) for row in values), dtype=float)

    figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
    there_and_back = np.concatenate([steps, steps[::-1]])
    for low, high, alpha in [(0.05, 0.95, 0.2), (0.25, 0.75, 0.4)]:
        edge = np.concatenate([_curve(low), _curve(high)[::-1]])
        axes.fill(
            there_and_back,
            edge,
            facecolor="tab:green",
            edgecolor="none",
            alpha=alpha,
            label=f"quantiles {low:.0%} to {high:.0%}",
        )
    axes.plot(steps, _curve(0.5), color="darkgreen", label="median")
    axes.set_xlabel("environment steps")
    axes.set_ylabel("largest Q-value of a state")
    axes.legend(loc="best")
    return figure

# %% right="q_distribution_figure" why="the torch quantile, handles given to the legend by hand"
def q_distribution_figure(steps, values):
    levels = torch.tensor([0.05, 0.25, 0.5, 0.75, 0.95], dtype=torch.float64)
    curves = torch.quantile(torch.as_tensor(values, dtype=torch.float64), levels, dim=1).numpy()
    figure = plt.figure()
    axes = figure.gca()
    [line] = axes.plot(steps, curves[2], zorder=5)
    colour = line.get_color()
    outer = axes.fill_between(steps, curves[0], curves[4], color=colour, alpha=0.15)
    inner = axes.fill_between(steps, curves[1], curves[3], color=colour, alpha=0.3)
    axes.set(xlabel="steps in the environment", ylabel="Q-value of the best action")
    axes.legend([line, inner, outer], ["median", "25 % to 75 %", "5 % to 95 %"])
    return figure

# %% wrong="q_distribution_figure" why="the line is the mean over the states, not the median"
def q_distribution_figure(steps, values):
    q05, q25, q75, q95 = np.quantile(values, [0.05, 0.25, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q05, q95, alpha=0.2, color="C0", label="5 % to 95 %")
    axes.fill_between(steps, q25, q75, alpha=0.4, color="C0", label="25 % to 75 %")
    axes.plot(steps, values.mean(axis=1), color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the outer band is the stronger one: the one from 5 % to 95 % should be paler"
def q_distribution_figure(steps, values):
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q25, q75, color="#c6dbef", zorder=2, label="25 % to 75 %")
    axes.fill_between(steps, q05, q95, color="#3182bd", zorder=1, label="5 % to 95 %")
    axes.plot(steps, q50, color="black", zorder=3, label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="names of the bands are exchanged"
def q_distribution_figure(steps, values):
    curves = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, curves[2], color="C0", label="median")
    axes.fill_between(steps, curves[0], curves[4], alpha=0.15, color="C0", label="25 % to 75 %")
    axes.fill_between(steps, curves[1], curves[3], alpha=0.35, color="C0", label="5 % to 95 %")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="the outer band goes from the minimum to the maximum"
def q_distribution_figure(steps, values):
    q25, q50, q75 = np.quantile(values, [0.25, 0.5, 0.75], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(
        steps, values.min(axis=1), values.max(axis=1), alpha=0.15, color="C1", label="5 % to 95 %"
    )
    axes.fill_between(steps, q25, q75, alpha=0.35, color="C1", label="25 % to 75 %")
    axes.plot(steps, q50, color="C1", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="sorts the caller's values in place"
def q_distribution_figure(steps, values):
    values.sort(axis=1)
    bands = {"25 % to 75 %": (0.25, 0.75, 0.35), "5 % to 95 %": (0.05, 0.95, 0.15)}
    figure, axes = plt.subplots()
    axes.plot(steps, np.median(values, axis=1), label="median", color="C0")
    for name, (low, high, alpha) in bands.items():
        edges = np.quantile(values, [low, high], axis=1)
        axes.fill_between(steps, *edges, alpha=alpha, color="C0", label=name)
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="bands from the normal approximation (mean and standard deviation), not the quantiles"
def q_distribution_figure(steps, values):
    middle, spread = np.median(values, axis=1), values.std(axis=1)
    figure, axes = plt.subplots()
    for z, alpha, name in ((1.645, 0.15, "5 % to 95 %"), (0.674, 0.35, "25 % to 75 %")):
        axes.fill_between(steps, middle - z * spread, middle + z * spread, alpha=alpha, color="C0", label=name)
    axes.plot(steps, middle, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="labels of x and y exchanged"
def q_distribution_figure(steps, values):
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q05, q95, alpha=0.15, color="C0", label="5 % to 95 %")
    axes.fill_between(steps, q25, q75, alpha=0.35, color="C0", label="25 % to 75 %")
    axes.plot(steps, q50, color="C0", label="median")
    axes.set(ylabel="environment steps", xlabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="plotted against the number of the snapshot, not over environment steps"
def q_distribution_figure(steps, values):
    x = np.arange(len(steps))
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(x, q05, q95, alpha=0.15, color="C0", label="5 % to 95 %")
    axes.fill_between(x, q25, q75, alpha=0.35, color="C0", label="25 % to 75 %")
    axes.plot(x, q50, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% wrong="q_distribution_figure" why="labels are given but no legend is shown"
def q_distribution_figure(steps, values):
    q05, q25, q50, q75, q95 = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q05, q95, alpha=0.15, color="C0", label="5 % to 95 %")
    axes.fill_between(steps, q25, q75, alpha=0.35, color="C0", label="25 % to 75 %")
    axes.plot(steps, q50, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    return figure

# %% wrong="q_distribution_figure" why="the middle 90 % band is cut at 10 % and 90 %"
def q_distribution_figure(steps, values):
    q10, q25, q50, q75, q90 = np.quantile(values, [0.10, 0.25, 0.5, 0.75, 0.90], axis=1)
    figure, axes = plt.subplots()
    axes.fill_between(steps, q10, q90, alpha=0.15, color="C0", label="middle 90 %")
    axes.fill_between(steps, q25, q75, alpha=0.35, color="C0", label="middle 50 %")
    axes.plot(steps, q50, color="C0", label="median")
    axes.set(xlabel="environment steps", ylabel="largest Q-value")
    axes.legend()
    return figure

# %% right="held_share" why="flatnonzero, early return"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if reached.size == 0 or reached[0] == len(returns) - 1:
        return math.nan
    return float(np.mean(returns[reached[0] + 1 :] >= goal))

# %% right="held_share" why="itertools.dropwhile over an iterator, counting"
def held_share(returns: NDArray[np.float64], goal: float) -> float:
    rest = itertools.dropwhile(lambda g: g < goal, returns.tolist())
    if next(rest, None) is None:
        return float("nan")
    after = [g >= goal for g in rest]
    return sum(after) / len(after) if after else float("nan")

# %% right="held_share" why="a single loop with a state variable"
def held_share(returns, goal):
    n_after = n_good = 0
    touched = False
    for value in returns:
        if touched:
            n_after += 1
            n_good += bool(value >= goal)
        elif value >= goal:
            touched = True
    try:
        return n_good / n_after
    except ZeroDivisionError:
        return np.nan

# %% right="held_share" why="cumulative mask: evaluations that have a success before them"
def held_share(returns, goal):
    good = returns >= goal
    before = np.cumsum(good) - good
    counted = good[before > 0]
    return float(counted.mean()) if counted.size else float("nan")

# %% wrong="held_share" why="nothing came after the first success: gives 0, not nan"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return math.nan
    after = returns[reached[0] + 1 :]
    return float((after >= goal).sum() / max(len(after), 1))

# %% wrong="held_share" why="asks whether later ones reach the first success's own return, not the goal"
def held_share(returns, goal):
    for i, value in enumerate(returns):
        if value >= goal:
            after = returns[i + 1 :]
            if len(after) == 0:
                return math.nan
            return float(np.mean(after >= value))
    return math.nan

# %% wrong="held_share" why="isclose: a return just below the goal counts as reaching it"
def held_share(returns, goal):
    good = (returns > goal) | np.isclose(returns, goal)
    if not good[:-1].any():
        return math.nan
    return float(good[int(good.argmax()) + 1 :].mean())

# %% wrong="held_share" why="the first success is counted itself"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return math.nan
    return float((returns[reached[0] :] >= goal).mean())

# %% wrong="held_share" why="exactly the goal does not reach it (strictly greater)"
def held_share(returns, goal):
    reached = np.flatnonzero(returns > goal)
    if len(reached) == 0 or reached[0] + 1 == len(returns):
        return math.nan
    return float((returns[reached[0] + 1 :] > goal).mean())

# %% wrong="held_share" why="a run that only touches the goal at its very end is said to have held it: 1, not nan"
def held_share(returns, goal):
    good = list(returns >= goal)
    if True not in good:
        return math.nan
    after = good[good.index(True) + 1 :]
    return float(all(after)) if not after else sum(after) / len(after)

# %% wrong="held_share" why="shifts the caller's returns in place"
def held_share(returns, goal):
    returns -= goal
    good = returns >= 0
    if not good.any():
        return math.nan
    after = good[good.argmax() + 1 :]
    return float(after.mean()) if len(after) else math.nan

# %% wrong="held_share" why="an index 0 is taken for no success: a run that starts at the goal gives nan"
def held_share(returns, goal):
    first = next((i for i, g in enumerate(returns) if g >= goal), None)
    if not first:
        return math.nan
    after = returns[first + 1 :]
    return float(np.mean(after >= goal)) if len(after) else math.nan

# %% wrong="held_share" why="a run that never reached the goal gives 0, not nan"
def held_share(returns, goal):
    reached = np.flatnonzero(returns >= goal)
    if len(reached) == 0:
        return 0.0
    after = returns[reached[0] + 1 :]
    return float(np.mean(after >= goal)) if len(after) else math.nan

# %% wrong="held_share" why="keeps the later evaluations in a set: equal returns count once, but it is a share of evaluations"
def held_share(returns, goal):
    numbers = returns.tolist()
    for i, value in enumerate(numbers):
        if value >= goal:
            after = set(numbers[i + 1 :])
            if not after:
                break
            return len({g for g in after if g >= goal}) / len(after)
    return math.nan

# %% wrong="held_share" why="looks after the largest evaluation, not after the first that reached the goal"
def held_share(returns, goal):
    if not (returns >= goal).any():
        return math.nan
    after = returns[int(returns.argmax()) + 1 :]
    return float(np.mean(after >= goal)) if len(after) else math.nan

# %% right="learning_curves_figure" why="subplots with shared axes and the course's curve_with_interval"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(
        1, len(returns), sharex=True, sharey=True, squeeze=False, figsize=(3.4 * len(returns), 3.4)
    )
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", linewidth=0.7, linestyle="-")
        plots.curve_with_interval(axes, steps, runs, label="mean", colour=plots.PALETTE[0])
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", linewidth=1, linestyle="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% right="learning_curves_figure" why="bare Figure, add_subplot one by one, Student's t from scipy, hlines"
def learning_curves_figure(steps, returns, goal):
    from scipy import stats

    figure = Figure(figsize=(4 * len(returns), 4), layout="constrained")
    first = None
    for number, name in enumerate(returns):
        runs = np.asarray(returns[name])
        axes = figure.add_subplot(1, len(returns), number + 1, sharex=first, sharey=first)
        first = first or axes
        for run in runs:
            axes.plot(steps, run, lw=0.6, color="tab:blue", alpha=0.6)
        mean = runs.mean(axis=0)
        half = stats.t.ppf(0.975, len(runs) - 1) * stats.sem(runs, axis=0)
        axes.fill_between(steps, mean - half, mean + half, color="tab:blue", alpha=0.25)
        axes.plot(steps, mean, lw=3, color="tab:blue")
        axes.hlines(goal, steps[0], steps[-1], colors="black", linestyles="dotted")
        axes.set_title(name)
        axes.set_xlabel("environment steps")
        axes.set_ylabel("mean return of an evaluation")
    return figure

# %% right="learning_curves_figure" why="limits computed by hand for all panels, interval by plots.mean_interval, goal plotted as a level"
def learning_curves_figure(
    steps: NDArray[np.int64], returns: Mapping[str, NDArray[np.float64]], goal: float
) -> Figure:
    intervals = {name: plots.mean_interval(runs) for name, runs in returns.items()}
    everything = [np.ravel(runs) for runs in returns.values()]
    everything += [edge for pair in intervals.values() for edge in pair] + [np.array([goal])]
    low, high = (f(np.concatenate(everything)) for f in (np.min, np.max))
    room = 0.05 * (high - low) + 1e-3
    x_room = 0.05 * float(np.ptp(steps)) + 0.5
    figure = plt.figure(figsize=(3.5 * len(returns) + 1, 3.6))
    spec = figure.add_gridspec(1, len(returns), wspace=0.35)
    colours = plt.get_cmap("viridis")(np.linspace(0.1, 0.8, len(returns)))
    for place, colour, (name, runs) in zip(spec, colours, returns.items(), strict=True):
        axes = figure.add_subplot(place)
        for run in runs:
            axes.plot(steps, run, "-", color=colour, linewidth=0.8, alpha=0.5)
        axes.plot(steps, np.mean(runs, axis=0), "-", color=colour, linewidth=2.4, label="mean")
        axes.fill_between(steps, *intervals[name], color=colour, alpha=0.2, linewidth=0, label="95 % interval of the mean")
        left, right = steps.min() - x_room, steps.max() + x_room
        axes.plot([left, right], [goal, goal], ":", color="black", linewidth=1, label="goal")
        axes.set_xlim(left, right)
        axes.set_ylim(low - room, high + room)
        axes.set_title(name)
        axes.set_xlabel("environment steps")
        axes.set_ylabel("mean return")
    return figure

# %% right="learning_curves_figure" why="subplot_mosaic-free: helper _sample for one panel, supxlabel plus own labels, figure legend, sem by hand with stdtrit"
def learning_curves_figure(steps, returns, goal):
    from scipy.special import stdtrit

    def _sample(axes, name, runs):
        n = runs.shape[0]
        centre = runs.sum(axis=0) / n
        error = np.sqrt(((runs - centre) ** 2).sum(axis=0) / (n - 1) / n)
        reach = stdtrit(n - 1, 0.975) * error
        thin = [axes.plot(steps, run, c="grey", lw=0.5)[0] for run in runs]
        [thick] = axes.plot(steps, centre, c="crimson", lw=2)
        band = axes.fill_between(steps, centre - reach, centre + reach, fc="crimson", alpha=0.25)
        level = axes.axhline(goal, c="navy", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps", ylabel="return")
        return [thin[0], thick, band, level]

    figure, panels = plt.subplots(1, len(returns), sharex="all", sharey="all", squeeze=False, layout="constrained")
    for axes, name in zip(panels.flat, returns, strict=True):
        handles = _sample(axes, name, returns[name])
    figure.legend(handles, ["a run", "mean", "95 % interval", "goal"], loc="outside lower center", ncols=4)
    return figure

# %% wrong="learning_curves_figure" why="the band is the standard deviation of the runs times 1.96, not the interval of the mean"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7)
        mean, spread = runs.mean(axis=0), runs.std(axis=0, ddof=1)
        axes.plot(steps, mean, lw=2.5, color="C0")
        axes.fill_between(steps, mean - 1.96 * spread, mean + 1.96 * spread, alpha=0.2, color="C0")
        axes.axhline(goal, color="black", ls="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="panels in alphabetical order, not in the order in which they are given"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, name in zip(grid[0], sorted(returns), strict=True):
        runs = returns[name]
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="a single agent makes plt.subplots return one axes: zip fails for one panel"
def learning_curves_figure(steps, returns, goal):
    figure, panels = plt.subplots(1, len(returns), sharex=True, sharey=True)
    for axes, (name, runs) in zip(panels, returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="the standard error divides by the root of the number of evaluations, not of runs"
def learning_curves_figure(steps, returns, goal):
    from scipy.special import stdtrit

    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        mean = runs.mean(axis=0)
        reach = stdtrit(len(runs) - 1, 0.975) * runs.std(axis=0, ddof=1) / np.sqrt(len(steps))
        axes.plot(steps, mean, lw=2.5, color="C0", ls="-")
        axes.fill_between(steps, mean - reach, mean + reach, alpha=0.2, color="C0")
        axes.axhline(goal, color="black", ls="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="the band runs from the 2.5 % to the 97.5 % quantile of the runs: that holds runs, not their mean"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        axes.plot(steps, runs.mean(axis=0), lw=2.5, color="C0", ls="-")
        axes.fill_between(steps, *np.quantile(runs, [0.025, 0.975], axis=0), alpha=0.2, color="C0")
        axes.axhline(goal, color="black", ls="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="no common limits of y: each panel is scaled on its own"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="y is labelled at the first panel only: both axes of each panel are to be labelled"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps")
    grid[0, 0].set_ylabel("mean return")
    return figure

# %% wrong="learning_curves_figure" why="limits of y from 0 to 300: runs below 0, or a goal above, cannot be seen"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.lines[-1].set_linewidth(2.5)
        axes.axhline(goal, color="black", ls="--", lw=1)
        axes.set(title=name, xlabel="environment steps", ylabel="mean return", ylim=(0, 300))
    return figure

# %% wrong="learning_curves_figure" why="all lines have the same thickness"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T)
        plots.curve_with_interval(axes, steps, runs, label="mean")
        axes.axhline(goal, color="black", ls="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure

# %% wrong="learning_curves_figure" why="a band of 68 %: one standard error to each side, not the 95 % interval"
def learning_curves_figure(steps, returns, goal):
    figure, grid = plt.subplots(1, len(returns), sharex=True, sharey=True, squeeze=False)
    for axes, (name, runs) in zip(grid[0], returns.items(), strict=True):
        axes.plot(steps, runs.T, color="0.7", lw=0.7, ls="-")
        mean, sem = runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        axes.plot(steps, mean, lw=2.5, color="C0", ls="-")
        axes.fill_between(steps, mean - sem, mean + sem, alpha=0.2, color="C0")
        axes.axhline(goal, color="black", ls="--")
        axes.set(title=name, xlabel="environment steps", ylabel="mean return")
    return figure
