# %% right="ActorCritic" why="static helper that builds one stack, called twice, ReLU"
class ActorCritic(nn.Module):
    """A policy and a value function, as two networks."""

    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = self._stack(n_features, n_actions, hidden)
        self.critic = self._stack(n_features, 1, hidden)

    @staticmethod
    def _stack(n_features, n_outputs, hidden):
        layers: list[nn.Module] = []
        width = n_features
        for size in hidden:
            layers += [nn.Linear(width, size), nn.ReLU()]
            width = size
        return nn.Sequential(*layers, nn.Linear(width, n_outputs))

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% right="ActorCritic" why="a module of its own for a stack, ModuleList, tanh in forward, last axis indexed away"
class _Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in itertools.pairwise(sizes)])

    def forward(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(torch.tanh(x)) if number else layer(x)
        return x


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.policy_net = _Net([n_features, *hidden, n_actions])
        self.value_net = _Net([n_features, *hidden, 1])

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        values = self.value_net(observations)[..., 0]
        return self.policy_net(observations), values

# %% right="ActorCritic" why="orthogonal weights, zero biases, small policy head; ModuleDict; named layers; tanh"
from collections import OrderedDict


def make_stack(n_in, hidden, n_out, gain):
    widths = [n_in] + list(hidden)
    parts = OrderedDict()
    for i in range(len(hidden)):
        parts[f"linear{i}"] = nn.Linear(widths[i], widths[i + 1])
        parts[f"tanh{i}"] = nn.Tanh()
    parts["out"] = nn.Linear(widths[-1], n_out)
    stack = nn.Sequential(parts)
    for name, module in stack.named_children():
        if isinstance(module, nn.Linear):
            nn.init.orthogonal_(module.weight, gain if name == "out" else 2**0.5)
            nn.init.constant_(module.bias, 0.0)
    return stack


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.nets = nn.ModuleDict(
            {
                "critic": make_stack(n_features, hidden, 1, 1.0),
                "actor": make_stack(n_features, hidden, n_actions, 0.01),
            }
        )

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        logits, values = (self.nets[name](observations) for name in ("actor", "critic"))
        return logits, values.squeeze(dim=-1)

# %% right="ActorCritic" why="subclass of two lists of layers in one loop, functional relu, reshape to the observations' leading axes"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor_layers, self.critic_layers = nn.ModuleList(), nn.ModuleList()
        for layers, n_outputs in ((self.actor_layers, n_actions), (self.critic_layers, 1)):
            n_in = n_features
            for n_out in (*hidden, n_outputs):
                layers.append(nn.Linear(n_in, n_out))
                n_in = n_out

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        def through(layers):
            x = observations
            for layer in layers[:-1]:
                x = functional.relu(layer(x))
            return layers[-1](x)

        return through(self.actor_layers), through(self.critic_layers).reshape(observations.shape[:-1])

# %% wrong="ActorCritic" why="squeeze without an axis: a batch of one loses its axis too; values [...] are promised"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()

        def stack(n_out):
            sizes = [n_features, *hidden, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(n_actions)
        self.critic = stack(1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze()

# %% wrong="ActorCritic" why="the same hidden layer objects stand in both stacks: two networks that share nothing"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        body: list[nn.Module] = []
        width = n_features
        for size in hidden:
            body += [nn.Linear(width, size), nn.ReLU()]
            width = size
        self.actor = nn.Sequential(*body, nn.Linear(width, n_actions))
        self.critic = nn.Sequential(*body, nn.Linear(width, 1))

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="values keep an axis of length 1: [7, 16], not [7, 16, 1]"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()

        def stack(n_out):
            sizes = [n_features, *hidden, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(n_actions)
        self.critic = stack(1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations)

# %% wrong="ActorCritic" why="hidden=() crashes; empty for linear maps"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = self.build(n_features, n_actions, hidden)
        self.critic = self.build(n_features, 1, hidden)

    def build(self, n_in, n_out, hidden):
        layers = [nn.Linear(n_in, hidden[0]), nn.Tanh()]
        for a, b in zip(hidden, hidden[1:]):
            layers += [nn.Linear(a, b), nn.Tanh()]
        layers.append(nn.Linear(hidden[-1], n_out))
        return nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="the critic has the first hidden width only; the width of each hidden layer is the same for both networks"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()

        def stack(widths, n_out):
            sizes = [n_features, *widths, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(hidden, n_actions)
        self.critic = stack(hidden[:1], 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="no activation between the second and third layer: ReLU or Tanh between them"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = self._net([n_features, *hidden, n_actions])
        self.critic = self._net([n_features, *hidden, 1])

    def _net(self, sizes):
        layers: list[nn.Module] = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        if len(layers) > 1:
            layers.insert(1, nn.Tanh())
        return nn.Sequential(*layers)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="a ReLU after the critic's last layer too: nothing after the last, values may be of any sign"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()

        def stack(n_out):
            sizes = [n_features, *hidden, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return layers

        self.actor = nn.Sequential(*stack(n_actions)[:-1])
        self.critic = nn.Sequential(*stack(1))

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="one shared body with two heads"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        body: list[nn.Module] = []
        width = n_features
        for size in hidden:
            body += [nn.Linear(width, size), nn.ReLU()]
            width = size
        self.body = nn.Sequential(*body)
        self.policy_head = nn.Linear(width, n_actions)
        self.value_head = nn.Linear(width, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        features = self.body(observations)
        return self.policy_head(features), self.value_head(features).squeeze(-1)

# %% wrong="ActorCritic" why="the first axes are flattened into one: logits [..., n_actions] and values [...] of the batch are asked for; right for one batch axis only"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.n_features = n_features

        def stack(n_out):
            sizes = [n_features, *hidden, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(n_actions)
        self.critic = stack(1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        rows = observations.reshape(-1, self.n_features)
        return self.actor(rows), self.critic(rows).squeeze(1)

# %% wrong="ActorCritic" why="all hidden layers get the first width; hidden gives the width of each hidden layer"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        widths = [hidden[0]] * len(hidden) if hidden else []

        def stack(n_out):
            sizes = [n_features, *widths, n_out]
            layers = []
            for a, b in itertools.pairwise(sizes):
                layers += [nn.Linear(a, b), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(n_actions)
        self.critic = stack(1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% right="policy_terms" why="log_softmax, gather, minus the sum of p log p"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    log_probabilities = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    entropies = -(log_policy.exp() * log_policy).sum(dim=-1)
    return log_probabilities, entropies

# %% right="policy_terms" why="torch.distributions.Categorical from the logits"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    policy = torch.distributions.Categorical(logits=logits)
    return policy.log_prob(actions), policy.entropy()

# %% right="policy_terms" why="cross_entropy on flattened rows, einsum of softmax and log-softmax for the entropies"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    n_actions = logits.shape[-1]
    flat = logits.reshape(-1, n_actions)
    nll = functional.cross_entropy(flat, actions.reshape(-1), reduction="none")
    p, log_p = flat.softmax(dim=1), flat.log_softmax(dim=1)
    entropies = torch.einsum("ra,ra->r", p, log_p).neg()
    return (-nll).reshape(actions.shape), entropies.reshape(actions.shape)

# %% right="policy_terms" why="logsumexp by hand on shifted logits, take_along_dim"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    shifted = logits - logits.detach().max(dim=-1, keepdim=True).values
    log_policy = shifted - torch.logsumexp(shifted, dim=-1, keepdim=True)
    chosen = torch.take_along_dim(log_policy, actions[..., None], dim=-1)[..., 0]
    return chosen, torch.sum(torch.exp(log_policy) * -log_policy, dim=-1)

# %% wrong="policy_terms" why="log of softmax: minus infinity for an unlikely action, nan in the entropy"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    policy = logits.softmax(dim=-1)
    logs = policy.log()
    return logs.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(policy * logs).sum(dim=-1)

# %% wrong="policy_terms" why="dim=1 in place of the last axis: wrong for logits [n_steps, n_envs, n_actions]"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return chosen, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="squeeze without an axis: [1, 16] becomes [16]; shape [...] is promised"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze()
    return chosen, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="the entropies are constants; both with gradients to the logits"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    with torch.no_grad():
        entropies = -(log_policy.exp() * log_policy).sum(dim=-1)
    return chosen, entropies

# %% wrong="policy_terms" why="probabilities are clamped before the logarithm: -18 for very unlikely actions, and no gradient there"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    policy = logits.softmax(dim=-1).clamp(min=1e-8)
    logs = policy.log()
    return logs.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(policy * logs).sum(dim=-1)

# %% wrong="policy_terms" why="torch.special.entr of the softmax: nan gradients to the logits where a probability is rounded to zero"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return chosen, torch.special.entr(logits.softmax(dim=-1)).sum(dim=-1)

# %% wrong="policy_terms" why="entropies in bits; in nats"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    policy = log_policy.exp()
    return chosen, -(policy * torch.log2(policy.clamp(min=1e-30))).sum(dim=-1)

# %% wrong="policy_terms" why="only the taken action's minus p log p, not the sum over the actions"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return chosen, -chosen.exp() * chosen

# %% wrong="policy_terms" why="a mean over the actions in place of the sum"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return chosen, -(log_policy.exp() * log_policy).mean(dim=-1)

# %% wrong="policy_terms" why="indexes rows with arange: works for one batch axis only; logits are [..., n_actions]"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = logits.log_softmax(dim=-1)
    chosen = log_policy[torch.arange(len(actions), device=logits.device), actions]
    return chosen, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% right="advantages_at_the_end" why="the two numbers"
def advantages_at_the_end() -> tuple[float, float]:
    return -28.0, 8.0

# %% right="advantages_at_the_end" why="computed from the formula"
def advantages_at_the_end() -> tuple[float, float]:
    reward, before, after, gamma = 2.0, 30.0, 40.0, 0.9
    terminated = reward - before
    truncated = reward + gamma * after - before
    return terminated, truncated

# %% right="advantages_at_the_end" why="a comprehension over the flag d, made a tuple"
def advantages_at_the_end() -> tuple[float, float]:
    return tuple(2 + 0.9 * (1 - d) * 40 - 30 for d in (1, 0))

# %% wrong="advantages_at_the_end" why="truncated first: first terminated, then truncated"
def advantages_at_the_end() -> tuple[float, float]:
    return 8.0, -28.0

# %% wrong="advantages_at_the_end" why="the bootstrap is not discounted"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0 - 30.0, 2.0 + 40.0 - 30.0

# %% wrong="advantages_at_the_end" why="targets, not advantages: the value before the step is not taken off"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0, 2.0 + 0.9 * 40.0

# %% wrong="advantages_at_the_end" why="the values of before and after are mixed up"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0 - 40.0, 2.0 + 0.9 * 30.0 - 40.0

# %% wrong="advantages_at_the_end" why="the terminated step is right, the truncated one bootstraps with the value before the step"
def advantages_at_the_end() -> tuple[float, float]:
    return -28.0, 2.0 + 0.9 * 30.0 - 30.0

# %% wrong="advantages_at_the_end" why="discounts the value before the step as well"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0 - 0.9 * 30.0, 2.0 + 0.9 * (40.0 - 30.0)

# %% wrong="advantages_at_the_end" why="no bootstrap in either case: where an episode was only truncated, the bootstrap stays"
def advantages_at_the_end() -> tuple[float, float]:
    return -28.0, -28.0

# %% right="gae" why="surprises at once, then the loop of the hint"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * (~terminated).float() * next_values - values
    going_on = (~(terminated | truncated)).float()
    advantages = torch.empty_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * going_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% right="gae" why="a list of rows, torch.where for both flags, stacked and flipped"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    nothing = torch.zeros_like(values)
    bootstrap = torch.where(terminated, nothing, next_values)
    ended = torch.logical_or(terminated, truncated)
    rows: list[Tensor] = []
    later = nothing[0]
    for r, v, b, e in zip(*(x.flip(0) for x in (rewards, values, bootstrap, ended))):
        later = r + gamma * b - v + torch.where(e, nothing[0], gamma * gae_lambda * later)
        rows.append(later)
    return torch.stack(rows[::-1])

# %% right="gae" why="no backward recursion: the sum over the lag l, with the factors as running products, forwards"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    delta = rewards - values + gamma * next_values.masked_fill(terminated, 0.0)
    keep = gamma * gae_lambda * (~terminated & ~truncated).to(delta.dtype)
    n_steps = delta.shape[0]
    advantages = delta.clone()
    weights = torch.ones_like(delta)
    for lag in range(1, n_steps):
        weights = weights[: n_steps - lag] * keep[lag - 1 : n_steps - 1]  # keep[t] * ... * keep[t+lag-1]
        advantages[: n_steps - lag] += weights * delta[lag:]
    return advantages

# %% right="gae" why="NumPy inside, one environment after the other, back to the device at the end"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    r, v, w, d, u = (x.detach().cpu().numpy() for x in (rewards, values, next_values, terminated, truncated))
    result = np.zeros(r.shape, dtype=np.float32)
    for env in range(r.shape[1]):
        running = 0.0
        for t in range(r.shape[0] - 1, -1, -1):
            if d[t, env]:
                running = r[t, env] - v[t, env]
            elif u[t, env]:
                running = r[t, env] + gamma * w[t, env] - v[t, env]
            else:
                running = r[t, env] + gamma * w[t, env] - v[t, env] + gamma * gae_lambda * running
            result[t, env] = running
    return torch.from_numpy(result).to(rewards.device)

# %% wrong="gae" why="takes the value of the next row in place of next_values: after a truncation that is the reset's; next_values are of the same episode"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    following = torch.cat([values[1:], next_values[-1:]])
    delta = rewards + gamma * following * (~terminated).float() - values
    ended = (terminated | truncated).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * (1 - ended[t]) * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="1 - terminated - truncated is -1 where both are set: ended, for either reason"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    fell, stopped = terminated.float(), truncated.float()
    delta = rewards + gamma * (1 - fell) * next_values - values
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * (1 - fell[t] - stopped[t]) * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="bootstraps wherever truncated is set, even if the step terminated as well: where it terminated nothing comes after"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    bootstrap = torch.where(truncated | ~terminated, next_values, torch.zeros_like(next_values))
    delta = rewards + gamma * bootstrap - values
    ended = (terminated | truncated).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * (1 - ended[t]) * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="works in the memory of rewards: an argument is changed"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    delta = rewards
    delta += gamma * next_values * ~terminated - values
    going = ~(terminated | truncated)
    for t in reversed(range(len(rewards) - 1)):
        delta[t] += gamma * gae_lambda * going[t] * delta[t + 1]
    return delta

# %% wrong="gae" why="next_values are set to zero in place where the step terminated: an argument is changed"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    next_values[terminated] = 0.0
    delta = rewards + gamma * next_values - values
    ended = terminated | truncated
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * ~ended[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="an end of one environment cuts the sum of all"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    delta = rewards + gamma * next_values * (~terminated) - values
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        if terminated[t].any() or truncated[t].any():
            advantage = torch.zeros_like(advantage)
        advantage = delta[t] + gamma * gae_lambda * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="treats a truncation as a termination: the bootstrap stays there"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    going = (~(terminated | truncated)).float()
    delta = rewards + gamma * going * next_values - values
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * going[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="a truncation does not cut the sum: what comes after belongs to another episode"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    going = (~terminated).float()
    delta = rewards + gamma * going * next_values - values
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = delta[t] + gamma * gae_lambda * going[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="the next row's flag cuts the sum: off by one, the flag of the step itself belongs there"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    delta = rewards + gamma * next_values * (~terminated).float() - values
    ended = terminated | truncated
    advantages = delta.clone()
    for t in reversed(range(len(rewards) - 1)):
        advantages[t] += gamma * gae_lambda * (~ended[t + 1]).float() * advantages[t + 1]
    return advantages

# %% wrong="gae" why="only lambda in the recursion, the discount is forgotten there"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    delta = rewards + gamma * next_values * (~terminated).float() - values
    going = (~(terminated | truncated)).float()
    advantages = delta.clone()
    for t in reversed(range(len(rewards) - 1)):
        advantages[t] += gae_lambda * going[t] * advantages[t + 1]
    return advantages

# %% wrong="gae" why="weights by powers of gamma lambda and cumulative sums, divided again: nan for lambda 0, and lambda is 0 to 1"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    n_steps, n_envs = rewards.shape
    delta = rewards + gamma * next_values * (~terminated).float() - values
    ended = terminated | truncated
    powers = (gamma * gae_lambda) ** torch.arange(n_steps, device=rewards.device, dtype=rewards.dtype)
    advantages = torch.zeros_like(rewards)
    for n in range(n_envs):
        start = 0
        ends = [t + 1 for t in range(n_steps) if ended[t, n]] + [n_steps]
        for end in ends:
            part = delta[start:end, n] * powers[: end - start]
            advantages[start:end, n] = part.flip(0).cumsum(0).flip(0) / powers[: end - start]
            start = end
    return advantages

# %% right="a2c_losses" why="the valid entries by boolean indexing"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages[valid].detach() * log_probabilities[valid]).mean()
    value_loss = functional.mse_loss(values[valid], targets[valid].detach())
    return policy_loss, value_loss, entropies[valid].mean()

# %% right="a2c_losses" why="torch.where and a count, helper inside"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    n_valid = valid.sum()

    def _mean(x: Tensor) -> Tensor:
        return torch.where(valid, x, torch.zeros_like(x)).sum() / n_valid

    with torch.no_grad():
        blame, goal = -advantages, targets + 0.0
    return _mean(blame * log_probabilities), _mean((values - goal).square()), _mean(entropies)

# %% right="a2c_losses" why="masked_select of all columns in a loop, dot products"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    logs, h, v, a, y = (
        torch.masked_select(x, valid)
        for x in (log_probabilities, entropies, values, advantages.detach(), targets.detach())
    )
    n = logs.numel()
    error = v - y
    return -torch.dot(a, logs) / n, torch.dot(error, error) / n, h.sum() / n

# %% right="a2c_losses" why="weights of 1/n for valid rows, 0 for others, multiplied"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    weights = valid.float() / valid.float().sum()
    advantages, targets = advantages.detach(), targets.detach()
    policy_loss = (weights * -advantages * log_probabilities).sum()
    value_loss = (weights * torch.pow(values - targets, 2)).sum()
    return policy_loss, value_loss, (weights * entropies).sum()

# %% wrong="a2c_losses" why="advantages are not detached: constants, even if they come with a gradient"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages[valid] * log_probabilities[valid]).mean()
    value_loss = functional.mse_loss(values[valid], targets[valid].detach())
    return policy_loss, value_loss, entropies[valid].mean()

# %% wrong="a2c_losses" why="targets are not detached: constants, even if they come with a gradient"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages.detach()[valid] * log_probabilities[valid]).mean()
    value_loss = ((values - targets)[valid] ** 2).mean()
    return policy_loss, value_loss, entropies[valid].mean()

# %% wrong="a2c_losses" why="a mean of each environment's mean: environments with few valid rows count too much; a mean over the n valid steps"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    counts = valid.sum(dim=0).clamp(min=1)

    def mean(x):
        return ((x * valid).sum(dim=0) / counts).mean()

    return (
        mean(-advantages.detach() * log_probabilities),
        mean((values - targets.detach()) ** 2),
        mean(entropies),
    )

# %% wrong="a2c_losses" why="the whole error is detached: no gradient descends the value loss into the values"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    logs, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    with torch.no_grad():
        advantages, errors = advantages[valid], values - targets[valid]
    return -(advantages * logs).mean(), errors.square().mean(), entropies.mean()

# %% wrong="a2c_losses" why="reset rows are set to zero in the arguments themselves, which are changed"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    advantages, targets = advantages.detach(), targets.detach()
    advantages[~valid] = 0.0
    n = valid.sum()
    policy_loss = -(advantages * log_probabilities).sum() / n
    value_loss = (((values - targets) ** 2) * valid).sum() / n
    return policy_loss, value_loss, (entropies * valid).sum() / n

# %% wrong="a2c_losses" why="means over all rows, resets set to zero: over two rows, not over three"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    mask = valid.float()
    policy_loss = -(mask * advantages.detach() * log_probabilities).mean()
    value_loss = (mask * (values - targets.detach()) ** 2).mean()
    return policy_loss, value_loss, (mask * entropies).mean()

# %% wrong="a2c_losses" why="the entropy's mean is over all rows: over the valid rows alone"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages.detach()[valid] * log_probabilities[valid]).mean()
    value_loss = functional.mse_loss(values[valid], targets.detach()[valid])
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="half the squared error: the value loss of the formula has no factor"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages.detach()[valid] * log_probabilities[valid]).mean()
    value_loss = 0.5 * functional.mse_loss(values[valid], targets.detach()[valid])
    return policy_loss, value_loss, entropies[valid].mean()

# %% wrong="a2c_losses" why="Huber loss that is quadratic up to 3 only: the mean of squares is asked for"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    policy_loss = -(advantages.detach()[valid] * log_probabilities[valid]).mean()
    value_loss = 2 * functional.huber_loss(values[valid], targets.detach()[valid], delta=3.0)
    return policy_loss, value_loss, entropies[valid].mean()

# %% wrong="a2c_losses" why="leaves out whole time steps in which any environment was reset: over the valid rows alone, of each environment"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    steps = valid.all(dim=1)
    policy_loss = -(advantages.detach()[steps] * log_probabilities[steps]).mean()
    value_loss = functional.mse_loss(values[steps], targets.detach()[steps])
    return policy_loss, value_loss, entropies[steps].mean()

# %% right="a2c_update" why="the library's terms and losses, as the text suggests"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% right="a2c_update" why="all by hand on the valid rows, Categorical, gradients forgotten first, generator of floats"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    optimiser.zero_grad(set_to_none=True)
    logits, values = model(observations)
    policy = torch.distributions.Categorical(logits=logits[valid])
    three = torch.stack(
        [
            -torch.mean(policy.log_prob(actions[valid]) * advantages[valid].detach()),
            functional.mse_loss(values[valid], targets[valid].detach()),
            policy.entropy().mean(),
        ]
    )
    weights = torch.tensor([1.0, 0.5, -entropy_weight], device=three.device)
    (three * weights).sum().backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=max_norm)
    optimiser.step()
    p, v, h = three.tolist()
    return p, v, h

# %% right="a2c_update" why="torch.autograd.grad, the length cut by hand, gradients put into the parameters"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    policy_loss, value_loss, entropy = a2c.losses(*a2c.terms(logits, actions), values, advantages, targets, valid)
    weights = [p for p in model.parameters() if p.requires_grad]
    gradients = torch.autograd.grad(
        policy_loss + value_loss / 2 - entropy_weight * entropy, weights, allow_unused=True
    )
    length = float(torch.cat([g.flatten() for g in gradients if g is not None]).norm())
    factor = max_norm / length if length > max_norm else 1.0
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = None if gradient is None else gradient * factor
    optimiser.step()
    return float(policy_loss.detach()), float(value_loss.detach()), float(entropy.detach())

# %% right="a2c_update" why="weights taken from the optimiser's groups, model.zero_grad, a step with a closure-free helper, numbers by detach and tolist"
def _numbers(*tensors):
    return tuple(float(one) for one in torch.stack([t.detach() for t in tensors]).cpu())


def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    log_policy = logits.log_softmax(-1)
    n = valid.sum()
    keep = valid.to(log_policy.dtype)
    logs = log_policy.gather(-1, actions[..., None])[..., 0]
    p_loss = -(logs * advantages.detach() * keep).sum() / n
    v_loss = ((values - targets.detach()).square() * keep).sum() / n
    entropy = -((log_policy.exp() * log_policy).sum(-1) * keep).sum() / n
    model.zero_grad()
    torch.add(p_loss - entropy_weight * entropy, v_loss, alpha=0.5).backward()
    weights = [weight for group in optimiser.param_groups for weight in group["params"]]
    nn.utils.clip_grad_norm_(weights, max_norm)
    optimiser.step()
    return _numbers(p_loss, v_loss, entropy)

# %% wrong="a2c_update" why="old gradients are not forgotten"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="gradients are forgotten after the step only: what was there before the call is in it; the order is forget, backward, cut, step"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    optimiser.zero_grad()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the entropy's sign: minus beta H is descended"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    loss = policy_loss + 0.5 * value_loss + entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="valid is ignored: the resets are in the means"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss = -(advantages * logs).mean()
    value_loss = functional.mse_loss(values, targets)
    entropy = entropies.mean()
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="a reset counts in the entropy, which is a mean over the valid rows too"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss = -(advantages[valid] * logs[valid]).mean()
    value_loss = functional.mse_loss(values[valid], targets[valid])
    entropy = entropies.mean()
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the entropy is taken as a number, so that beta H has no gradient"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    three = a2c.losses(*a2c.terms(logits, actions), values, advantages, targets, valid)
    entropy = three[2].item()
    loss = three[0] + 0.5 * three[1] - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return three[0].item(), three[1].item(), entropy

# %% wrong="a2c_update" why="the gradient is cut before backward, where there is none yet: only after backward and before step"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    loss.backward()
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="each parameter's gradient is cut by itself; the length is over all weights together"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    for parameter in model.parameters():
        nn.utils.clip_grad_norm_(parameter, max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the whole value loss, not half of it"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    optimiser.zero_grad()
    (policy_loss + value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="every gradient is brought to the length max_norm, also a shorter one; a longer gradient is cut"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    length = torch.sqrt(sum((g**2).sum() for g in gradients))
    for gradient in gradients:
        gradient.mul_(max_norm / (length + 1e-6))
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="advantages are shifted and scaled where there are enough rows: the given ones are to be used"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    if valid.sum() > 2:
        chosen = advantages[valid]
        advantages = (advantages - chosen.mean()) / (chosen.std() + 1e-8)
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the terms are returned as they are after the step; before the step is asked for"
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    def three():
        logits, values = model(observations)
        return a2c.losses(*a2c.terms(logits, actions), values, advantages, targets, valid)

    policy_loss, value_loss, entropy = three()
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    with torch.no_grad():
        policy_loss, value_loss, entropy = three()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% right="plot_losses" why="side by side, a loop over zip, a legend in each panel"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6, linestyle="-", label="one update")
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8, linestyle="-", label=f"mean of {window}")
        axes.set(xlabel="environment steps", ylabel=name)
        axes.legend()
    return figure

# %% right="plot_losses" why="one above the other on a bare Figure, own moving average, opacity in place of grey"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    def _smooth(y):
        y = np.asarray(y, dtype=float)
        return [y[max(0, i + 1 - window) : i + 1].mean() for i in range(len(y))]

    figure = Figure(figsize=(7, 6), layout="tight")
    top = figure.add_subplot(211)
    bottom = figure.add_subplot(212)
    for axes, y, colour in ((top, policy_losses, "tab:blue"), (bottom, value_losses, "tab:red")):
        axes.plot(n_steps, y, color=colour, alpha=0.3, lw=0.7)
        axes.plot(n_steps, _smooth(y), color=colour, lw=2)
        axes.set_xlabel("number of environment steps")
        axes.grid(True)
    top.set_ylabel("policy loss")
    bottom.set_ylabel("value loss")
    return figure

# %% right="plot_losses" why="subplot_mosaic, colour map, one legend of the figure, titles"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplot_mosaic("PV", figsize=(9, 4), layout="constrained")
    pale, strong = plt.get_cmap("Blues")([0.35, 0.95])
    steps = np.array(n_steps)
    for key, title, losses in (("P", "policy loss", policy_losses), ("V", "value loss", value_losses)):
        panels[key].plot(steps, np.array(losses), c=pale, linewidth=0.8, label="raw")
        panels[key].plot(steps, plots.moving_average(np.array(losses), window), c=strong, linewidth=2.2, label="moving average")
        panels[key].set(title=title, xlabel="environment steps", ylabel=title)
    figure.legend(*panels["P"].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure

# %% wrong="plot_losses" why="over the number of the update, not of environment steps"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(losses, color="0.75", linewidth=0.6)
        axes.plot(plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the labels of the two y axes are swapped: policy loss first"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("value loss", "policy loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the x axis is named updates, though environment steps are drawn and asked for"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(2, 1, sharex=True)
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="updates", ylabel=name)
    return figure

# %% wrong="plot_losses" why="logarithmic y axes: a policy loss of zero or below, and its line there, cannot be seen"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name, yscale="log")
    return figure

# %% wrong="plot_losses" why="a centred mean: the moving average of the losses before is asked for"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, np.convolve(losses, np.ones(window) / window, mode="same")[: len(losses)], color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the mean of all losses so far; a moving average over window updates is asked for, which differs once there are more updates than that"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, np.cumsum(losses) / np.arange(1, len(losses) + 1), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the upper panel has no label along x: label all axes"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(2, 1, sharex=True)
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set_ylabel(name)
    panels[-1].set_xlabel("environment steps")
    return figure

# %% wrong="plot_losses" why="the raw loss is the thick dark line, its moving average thin and pale"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (policy_losses, value_losses), ("policy loss", "value loss")):
        axes.plot(n_steps, plots.moving_average(losses, window), color="0.75", linewidth=0.6)
        axes.plot(n_steps, losses, color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the value loss in the first panel, the policy loss in the second"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(panels, (value_losses, policy_losses), ("value loss", "policy loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the policy loss is cut off outside of -1 to 1: larger losses cannot be seen in the panel"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in ((left, policy_losses, "policy loss"), (right, value_losses, "value loss")):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color=plots.PALETTE[0], linewidth=1.8)
        axes.set(xlabel="environment steps", ylabel=name)
    left.set_ylim(-1, 1)
    return figure

# %% right="plot_advantages" why="subplots with a shared x axis, axhline"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% right="plot_advantages" why="bare Figure, hlines at zero over the whole episode"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    from matplotlib.figure import Figure as Page

    page = Page(layout="constrained")
    grid = page.add_gridspec(2, 1)
    above, below = page.add_subplot(grid[0, 0]), page.add_subplot(grid[1, 0])
    steps = np.arange(len(values))
    above.plot(steps, np.asarray(values, dtype=float), "b-")
    below.plot(steps, np.asarray(advantages, dtype=float), "r-")
    below.hlines(0.0, -0.5, len(steps) - 0.5, colors="k", linestyles="--")
    for axes, name in ((above, "critic's value"), (below, "advantage of the action")):
        axes.set_xlabel("step number")
        axes.set_ylabel(name)
    return page

# %% right="plot_advantages" why="a loop over data, zero as a plotted line, colours from a colour map, legend"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, panels = plt.subplots(nrows=2, figsize=(7, 5))
    colours = plt.get_cmap("tab10").colors
    names = ["value", "advantage"]
    for panel, numbers, colour, name in zip(panels, [values, advantages], colours, names):
        x = list(range(len(numbers)))
        panel.plot(x, list(numbers), color=colour, marker="o", markersize=3, label=name)
        panel.set(xlabel="step of the episode", ylabel=name)
    panels[1].plot([-1, len(advantages)], [0, 0], color="black", linewidth=0.8, linestyle=":", label="zero")
    panels[1].legend()
    panels[1].set_title("better or worse than expected")
    return figure

# %% right="plot_advantages" why="subfigures one above the other, the line at zero by axline with slope 0"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure = plt.figure(figsize=(6.4, 5.6), layout="constrained")
    for part, name, y in zip(figure.subfigures(2, 1), ("value", "advantage"), (values, advantages)):
        axes = part.subplots()
        axes.plot(np.arange(len(y)), y, lw=1.5)
        axes.set_xlabel("step")
        axes.set_ylabel(name)
    axes.axline((0.0, 0.0), slope=0.0, color="0.4", lw=1)
    return figure

# %% wrong="plot_advantages" why="both panels share the y axis: each panel has a y axis of its own"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, sharey=True)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the line at zero is in the upper panel: in the lower one it belongs"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.axhline(0.0, color="0.6", linewidth=0.8)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the horizontal line is at the mean of the advantages, not at zero"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(float(np.mean(advantages)), color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the upper panel's x axis has no label: label both panels, on both axes"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the labels tell the wrong panel: advantage above, value below"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, panels = plt.subplots(2, 1, sharex=True)
    for axes, numbers, name in zip(panels, (values, advantages), ("advantage", "value")):
        axes.plot(numbers)
        axes.set(xlabel="step", ylabel=name)
    panels[1].axhline(0.0, color="0.6", linewidth=0.8)
    return figure

# %% wrong="plot_advantages" why="steps are numbered from 1"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(1, len(values) + 1)
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="bars in the lower panel: two lines are asked for"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.bar(range(len(advantages)), advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="side by side: the values above, the advantages below"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="a vertical axis fixed at -1.5 to 1.5 for the advantages: larger ones are cut off"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage", ylim=(-1.5, 1.5))
    return figure

# %% wrong="plot_advantages" why="labels name seconds along x, though it is the step number"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    upper.plot(values)
    upper.set(xlabel="time (s)", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(advantages, color=plots.PALETTE[1])
    lower.set(xlabel="time (s)", ylabel="advantage")
    return figure
