# %% right="ActorCritic" why="a helper outside the class, ReLU, squeeze(-1)"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% right="ActorCritic" why="ModuleLists, tanh by hand, indexing instead of squeeze"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        widths = [n_features, *hidden]
        pairs = list(itertools.pairwise(widths))
        self.actor_layers = nn.ModuleList([nn.Linear(a, b) for a, b in pairs])
        self.critic_layers = nn.ModuleList([nn.Linear(a, b) for a, b in pairs])
        self.actor_head = nn.Linear(widths[-1], n_actions)
        self.critic_head = nn.Linear(widths[-1], 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        x = y = observations
        for layer in self.actor_layers:
            x = torch.tanh(layer(x))
        for layer in self.critic_layers:
            y = torch.tanh(layer(y))
        return self.actor_head(x), self.critic_head(y)[..., 0]

# %% right="ActorCritic" why="a static method, a ReLU after every layer sliced off at the end, orthogonal weights, a ModuleDict"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.nets = nn.ModuleDict(
            {
                "actor": self._model(n_features, *hidden, n_actions),
                "critic": self._model(n_features, *hidden, 1),
            }
        )

    @staticmethod
    def _model(*sizes):
        modules = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            linear = nn.Linear(n_in, n_out)
            nn.init.orthogonal_(linear.weight, gain=2**0.5)
            modules.extend((linear, nn.ReLU()))
        return nn.Sequential(*modules[:-1])

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.nets["actor"](observations)
        values = self.nets["critic"](observations)
        return logits, values.reshape(observations.shape[:-1])

# %% right="ActorCritic" why="networks as a small class of their own, built with append, one instance of Tanh used again and again"
class Mlp(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        tanh = nn.Tanh()
        self.body = nn.Sequential()
        for i in range(len(sizes) - 2):
            self.body.append(nn.Linear(sizes[i], sizes[i + 1]))
            self.body.append(tanh)
        self.out = nn.Linear(sizes[-2], sizes[-1])
        with torch.no_grad():
            self.out.weight.mul_(0.1)

    def forward(self, x):
        return self.out(self.body(x))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        nn.Module.__init__(self)
        self.pi = Mlp([n_features] + list(hidden) + [n_actions])
        self.v = Mlp([n_features] + list(hidden) + [1])

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        (values,) = self.v(observations).unbind(dim=-1)
        return self.pi(observations), values

# %% wrong="ActorCritic" why="squeeze() drops every axis of length 1: a batch of one loses its own"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze()

# %% wrong="ActorCritic" why="the hidden layers are the same objects in both stacks: 'two networks that share nothing'"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        layers = []
        width = n_features
        for n_units in hidden:
            layers += [nn.Linear(width, n_units), nn.ReLU()]
            width = n_units
        self.actor = nn.Sequential(*layers, nn.Linear(width, n_actions))
        self.critic = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="tanh in the actor and ReLU in the critic: 'nn.ReLU or nn.Tanh between them (choose one)'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int, kind: type[nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), kind()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions, nn.Tanh)
        self.critic = _stack(n_features, hidden, 1, nn.ReLU)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="no hidden layer crashes: 'empty for linear maps'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Linear(n_in, hidden[0]), nn.ReLU()]
    for before, after in itertools.pairwise(hidden):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(hidden[-1], n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="one activation only, behind all hidden layers: 'with nn.ReLU or nn.Tanh between them'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers.append(nn.Linear(n_in, width))
        n_in = width
    if hidden:
        layers.append(nn.ReLU())
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="the critic runs without gradients and can never learn: two networks are trained"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.actor(observations)
        with torch.no_grad():  # values are constants
            values = self.critic(observations).squeeze(-1)
        return logits, values

# %% wrong="ActorCritic" why="+= changes the caller's list of widths: the second network and the caller get one more layer"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.critic = self.build(n_features, [*hidden, 1])
        hidden += (n_actions,)
        self.actor = self.build(n_features, hidden)

    def build(self, width, sizes):
        layers = []
        for size in sizes:
            layers += [nn.Linear(width, size), nn.ReLU()]
            width = size
        return nn.Sequential(*layers[:-1])

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="view wants contiguous memory: transposed observations [..., n_features] crash"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        rows = observations.view(-1, observations.shape[-1])
        shape = observations.shape[:-1]
        return self.actor(rows).view(*shape, -1), self.critic(rows).view(shape)

# %% wrong="ActorCritic" why="all hidden layers get the first width: 'of the widths in hidden'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden[:1] * len(hidden):
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="the actor has one hidden layer whatever hidden says: 'the same for both networks'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden[:1], n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations).squeeze(-1)

# %% wrong="ActorCritic" why="values keep their last axis: '[7, 16], not [7, 16, 1]'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations), self.critic(observations)

# %% wrong="ActorCritic" why="one body with two heads: 'two networks that share nothing'"
class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        layers = []
        width = n_features
        for n_units in hidden:
            layers += [nn.Linear(width, n_units), nn.ReLU()]
            width = n_units
        self.body = nn.Sequential(*layers)
        self.actor = nn.Linear(width, n_actions)
        self.critic = nn.Linear(width, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        features = self.body(observations)
        return self.actor(features), self.critic(features).squeeze(-1)

# %% wrong="ActorCritic" why="the actor's output is log_softmax: 'nothing after the last: logits may be of any size and sign'"
def _stack(n_in: int, hidden: Sequence[int], n_out: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(n_in, width), nn.ReLU()]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class ActorCritic(nn.Module):
    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        self.actor = _stack(n_features, hidden, n_actions)
        self.critic = _stack(n_features, hidden, 1)

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        return self.actor(observations).log_softmax(dim=-1), self.critic(observations).squeeze(-1)

# %% right="policy_terms" why="log_softmax, gather, p log p"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% right="policy_terms" why="Categorical gives both"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    policy = torch.distributions.Categorical(logits=logits)
    return policy.log_prob(actions), policy.entropy()

# %% right="policy_terms" why="flat rows, cross entropy with labels and with the policy itself as soft labels, shaped back"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    shape = actions.shape
    rows = logits.reshape(-1, logits.shape[-1])
    surprise = functional.cross_entropy(rows, actions.reshape(-1), reduction="none")
    entropies = functional.cross_entropy(rows, rows.softmax(dim=1), reduction="none")
    return -surprise.reshape(shape), entropies.reshape(shape)

# %% right="policy_terms" why="one_hot mask, and einsum for the entropy"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    logs = logits - logits.logsumexp(dim=-1, keepdim=True)
    chosen = functional.one_hot(actions, logits.shape[-1]).to(logits.dtype)
    log_probabilities = torch.einsum("...a,...a->...", chosen, logs)
    entropies = torch.einsum("...a,...a->...", logs.exp(), logs).neg()
    return log_probabilities, entropies

# %% wrong="policy_terms" why="softmax first and log after it: 'gives -inf for an unlikely action'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = torch.log(functional.softmax(logits, dim=-1))
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="a small number inside the logarithm: unlikely actions are all -18.4"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = (logits.softmax(dim=-1) + 1e-8).log()
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="axis 1 instead of the last: 'Shape [..., n_actions]'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=1)
    taken = log_policy.gather(1, actions.unsqueeze(1)).squeeze(1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=1)

# %% wrong="policy_terms" why="squeeze() without an axis: one row, or rollouts of one environment, lose an axis of '[...]'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze()
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="no gradient from the entropy: 'both with gradients to the logits'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1).detach()

# %% wrong="policy_terms" why="the probabilities in the entropy are constants: its gradient to the logits is another one"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp().detach() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="normalises the caller's logits in place"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    logits -= logits.logsumexp(dim=-1, keepdim=True)
    taken = logits.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(logits.exp() * logits).sum(dim=-1)

# %% wrong="policy_terms" why="logits are clamped to 20, so that an action 200 below the other has -40 at least"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits.clamp(-20, 20), dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1)

# %% wrong="policy_terms" why="special.entr of the softmax: where a probability is rounded to 0 the gradient is NaN: 'both with gradients to the logits'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, torch.special.entr(logits.softmax(dim=-1)).sum(dim=-1)

# %% wrong="policy_terms" why="entropy in bits: 'in nats'"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).sum(dim=-1) / np.log(2)

# %% wrong="policy_terms" why="the mean of p log p over the actions, not the sum"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -(log_policy.exp() * log_policy).mean(dim=-1)

# %% wrong="policy_terms" why="the entropy as minus the log-probability of the action: right on average only"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    log_policy = functional.log_softmax(logits, dim=-1)
    taken = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    return taken, -taken

# %% right="advantages_at_the_end" why="plain numbers"
def advantages_at_the_end() -> tuple[float, float]:
    return -28.0, 8.0

# %% right="advantages_at_the_end" why="worked out with a loop over the flag"
def advantages_at_the_end() -> tuple[float, float]:
    reward, before, after, gamma = 2.0, 30.0, 40.0, 0.9
    terminated, truncated = (reward + gamma * after * going_on - before for going_on in (0, 1))
    return terminated, truncated

# %% right="advantages_at_the_end" why="asks the library"
def advantages_at_the_end() -> tuple[float, float]:
    one = np.array([[1.0]], dtype=np.float32)
    yes, no = np.array([[True]]), np.array([[False]])
    both = [
        a2c.gae(2 * one, 30 * one, 40 * one, flag, ~flag, gamma=0.9, gae_lambda=0.5)
        for flag in (yes, no)
    ]
    return float(both[0][0, 0]), float(both[1][0, 0])

# %% wrong="advantages_at_the_end" why="the values are not taken off: an advantage is less V(S_t)"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0, 38.0

# %% wrong="advantages_at_the_end" why="no discount on the bootstrap"
def advantages_at_the_end() -> tuple[float, float]:
    return 2.0 - 30.0, 2.0 + 40.0 - 30.0

# %% wrong="advantages_at_the_end" why="truncated first"
def advantages_at_the_end() -> tuple[float, float]:
    return 8.0, -28.0

# %% wrong="advantages_at_the_end" why="both ends without a bootstrap: 'the bootstrap stays' after a truncation"
def advantages_at_the_end() -> tuple[float, float]:
    return -28.0, -28.0

# %% wrong="advantages_at_the_end" why="after a termination the reward too is lost"
def advantages_at_the_end() -> tuple[float, float]:
    return -30.0, 8.0

# %% wrong="advantages_at_the_end" why="the discount multiplies the difference of the values"
def advantages_at_the_end() -> tuple[float, float]:
    return 2 - 30, 2 + 0.9 * (40 - 30)

# %% right="gae" why="all surprises at once, a loop backwards into zeros_like"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% right="gae" why="torch.where, a list that is turned round and stacked"
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
    delta = rewards + gamma * torch.where(terminated, nothing, next_values) - values
    ended = torch.logical_or(terminated, truncated)
    rows, later = [], nothing[-1]
    for surprise, end in zip(delta.flip(0), ended.flip(0)):
        later = surprise + torch.where(end, torch.zeros_like(later), gamma * gae_lambda * later)
        rows.append(later)
    return torch.stack(rows[::-1])

# %% right="gae" why="forwards, from the definition: every step adds its surprise to all earlier ones of its episode"
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
    open_ = ~(terminated | truncated)
    result = torch.zeros_like(delta)
    factors = torch.zeros_like(delta)  # of the newest surprise in each earlier sum
    for t in range(delta.shape[0]):
        factors[t] = 1.0
        result = result + factors * delta[t]
        factors = factors * (gamma * gae_lambda) * open_[t].to(delta.dtype)
    return result

# %% right="gae" why="one environment after the other with plain numbers"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    def _one(r, v, following, done, cut):
        found, a = [], 0.0
        for reward, before, after, end, limit in reversed(list(zip(r, v, following, done, cut))):
            delta = reward - before if end else reward + gamma * after - before
            a = delta if end or limit else delta + gamma * gae_lambda * a
            found.append(a)
        return found[::-1]

    tables = [x.T.tolist() for x in (rewards, values, next_values, terminated, truncated)]
    columns = [_one(*one) for one in zip(*tables)]
    return torch.tensor(columns, dtype=rewards.dtype, device=rewards.device).T.contiguous()

# %% wrong="gae" why="the next row's value as a bootstrap: after a truncation that is another episode's, not 'in the same episode'"
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
    surprises = rewards + gamma * following * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="flags added up: where both are set the factor 1 - e is -1"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = 1 - terminated.float() - truncated.float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="exclusive or: where both flags are set the sum goes on: 'ended, for either reason'"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated ^ truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="a step with both flags keeps its bootstrap: 'without gamma V if terminated'"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated | truncated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="the surprises are added up in the caller's rewards"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards
    surprises += gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="works in the caller's next_values: terminated ones are set to zero there"
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
    surprises = rewards + gamma * next_values - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="only a termination cuts the sum: 'the episode ended, for either reason'"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~terminated).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="no bootstrap after a truncation"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~(terminated | truncated)).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="the flag of the step before cuts: e belongs to the step itself"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t - 1] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="lambda without gamma in the sum: '(gamma lambda)^l'"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="the sum goes on behind the rollout with the critic's last word: 'A = 0 beyond the end of the rollout'"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = next_values[-1] - values[-1]
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="one tensor is changed in place and stored again and again: all steps show the first one's"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantage = torch.zeros_like(rewards[0])
    rows = []
    for t in reversed(range(len(rewards))):
        advantage *= gamma * gae_lambda * goes_on[t]
        advantage += surprises[t]
        rows.insert(0, advantage)
    return torch.stack(rows)

# %% wrong="gae" why="an end at the last row of the rollout is taken for granted: no bootstrap there"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    if terminated[-1].any():
        surprises[-1] = rewards[-1] - values[-1]
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% wrong="gae" why="lambda 1 is treated apart as the plain discounted sum, and forgets the bootstrap at the end"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    if gae_lambda == 1:
        g = torch.zeros_like(rewards[0])
        returns = torch.zeros_like(rewards)
        for t in reversed(range(len(rewards))):
            g = rewards[t] + gamma * g * (~(terminated[t] | truncated[t])).float()
            returns[t] = g
        return returns - values
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        advantage = surprises[t] + gamma * gae_lambda * goes_on[t] * advantage
        advantages[t] = advantage
    return advantages

# %% right="a2c_losses" why="everything indexed with valid first"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% right="a2c_losses" why="mse_loss, torch.dot and a count"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    n = int(valid.sum())
    policy_loss = -torch.dot(log_probabilities[valid], advantages.detach()[valid]) / n
    value_loss = functional.mse_loss(values[valid], targets.detach()[valid])
    return policy_loss, value_loss, entropies[valid].sum() / n

# %% right="a2c_losses" why="masked_select in a helper of its own"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    def _mean(table):
        return torch.masked_select(table, valid).mean()

    with torch.no_grad():
        weights, goals = -advantages.clone(), targets.clone()
    return (
        _mean(weights * log_probabilities),
        _mean((values - goals).square()),
        _mean(entropies),
    )

# %% right="a2c_losses" why="row and column numbers of the valid rows"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    where = torch.nonzero(valid, as_tuple=True)
    constants = [table.detach()[where] for table in (advantages, targets)]
    logs, h, v = (table[where] for table in (log_probabilities, entropies, values))
    errors = torch.stack([-constants[0] * logs, (constants[1] - v).pow(2), h])
    policy, value, entropy = errors.mean(dim=1)
    return policy, value, entropy

# %% wrong="a2c_losses" why="targets are not detached: 'Advantages and targets are constants, even if they come with a gradient'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid]
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="advantages are not detached: constants 'even if they come with a gradient'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid], targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="the mean of the environments' means: with other numbers of resets that is not the mean over the valid rows"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    n = valid.sum(dim=0)

    def mean(table):
        return (torch.where(valid, table, 0.0).sum(dim=0) / n).mean()

    return (
        -mean(advantages.detach() * log_probabilities),
        mean((values - targets.detach()) ** 2),
        mean(entropies),
    )

# %% wrong="a2c_losses" why="the values are constants, so that the value loss teaches the critic nothing: 'the first two to be descended'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid].detach()
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="a step at which any environment is reset is left out in all of them: only the reset's row is not valid"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    valid = valid.all(dim=1)
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="negative advantages count as zero"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages.clamp(min=0) * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="reset rows are set to zero in the caller's tensors, with a division by the number of valid rows"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    for table in (log_probabilities, entropies, values, advantages, targets):
        with torch.no_grad():
            table[~valid] = 0
    n = valid.sum()
    policy_loss = -(advantages.detach() * log_probabilities).sum() / n
    value_loss = ((values - targets.detach()) ** 2).sum() / n
    return policy_loss, value_loss, entropies.sum() / n

# %% wrong="a2c_losses" why="masked by zero, but the mean is over all rows: 'The means are over two rows, not over three'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    mask = valid.float()
    policy_loss = -(advantages.detach() * log_probabilities * mask).mean()
    value_loss = ((values - targets.detach()) ** 2 * mask).mean()
    return policy_loss, value_loss, (entropies * mask).mean()

# %% wrong="a2c_losses" why="the entropy over all rows: 'over the valid rows alone'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies, values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="half of the value loss already here"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = 0.5 * ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="the entropy comes as a loss, with a minus: 'to be kept up'"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, -entropies.mean()

# %% wrong="a2c_losses" why="a Huber loss: not the mean of the squares where the error is large"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -(advantages * log_probabilities).mean()
    value_loss = 2 * functional.huber_loss(values, targets, delta=2.0)
    return policy_loss, value_loss, entropies.mean()

# %% wrong="a2c_losses" why="target less value weighs the log-probabilities, not the advantages that are given"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    log_probabilities, entropies, values = log_probabilities[valid], entropies[valid], values[valid]
    advantages, targets = advantages[valid].detach(), targets[valid].detach()
    policy_loss = -((targets - values.detach()) * log_probabilities).mean()
    value_loss = ((values - targets) ** 2).mean()
    return policy_loss, value_loss, entropies.mean()

# %% right="a2c_update" why="with the library's pieces, in the order of the text"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% right="a2c_update" why="the gradient cut by hand, floats by a comprehension"
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
    weights = torch.tensor([1.0, 0.5, -entropy_weight], device=three[0].device)
    optimiser.zero_grad()
    torch.dot(weights, torch.stack(three)).backward()
    slopes = [p.grad for p in model.parameters() if p.grad is not None]
    length = torch.sqrt(sum((g**2).sum() for g in slopes))
    if length > max_norm:
        for g in slopes:
            g.mul_(max_norm / length)
    optimiser.step()
    policy_loss, value_loss, entropy = (float(term.detach()) for term in three)
    return policy_loss, value_loss, entropy

# %% right="a2c_update" why="three backward passes that add up, own arithmetic with Categorical"
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
    policy = torch.distributions.Categorical(logits=logits)
    value_loss = functional.mse_loss(values[valid], targets[valid].detach())
    policy_loss = -(policy.log_prob(actions) * advantages.detach())[valid].mean()
    entropy = policy.entropy()[valid].mean()
    model.zero_grad(set_to_none=True)
    optimiser.zero_grad(set_to_none=True)
    policy_loss.backward(retain_graph=True)
    (-entropy_weight * entropy).backward(retain_graph=True)
    (value_loss / 2).backward()
    nn.utils.clip_grad_norm_(list(model.parameters()), max_norm, norm_type=2.0)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% right="a2c_update" why="gradients by autograd.grad, flat vector, put back by hand"
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
    policy_loss, value_loss, entropy = a2c.losses(
        *a2c.terms(logits, actions), values, advantages, targets, valid
    )
    weights = [w for group in optimiser.param_groups for w in group["params"]]
    total = policy_loss + value_loss / 2 - entropy_weight * entropy
    slopes = torch.autograd.grad(total, weights, allow_unused=True)
    flat = torch.cat([s.flatten() for s in slopes if s is not None])
    factor = min(1.0, max_norm / (flat.norm().item() + 1e-12))
    for weight, slope in zip(weights, slopes):
        weight.grad = None if slope is None else factor * slope
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="old gradients are never forgotten: 'forget old gradients'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="gradients are forgotten after the step only: what was there before joins in"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    optimiser.zero_grad()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the entropy is descended: '- beta H', 'to be kept up'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss + entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="all rows count, resets too: valid is not used"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, torch.ones_like(valid)
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the policy loss comes back with the entropy inside: 'Policy loss, value loss and mean entropy'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    policy_loss = policy_loss - entropy_weight * entropy
    loss = policy_loss + 0.5 * value_loss
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the entropy bonus is the mean over all rows, resets too"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    entropy = entropies.mean()
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the entropy is reported, but it is not part of what is descended: '- beta H'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="resets are set to an advantage of zero in the caller's tensors"
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
    advantages[~valid] = 0.0
    targets[~valid] = 0.0
    logits, values = model(observations)
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="each weight's gradient is cut by itself: 'over all weights together'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    for weight in model.parameters():
        nn.utils.clip_grad_norm_(weight, max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="cut before there is a gradient"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    loss.backward()
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the loss is cut into an interval, not the gradient's length: entries between -max_norm and max_norm"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the terms are computed again after the step: 'before the step'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    logits, values = model(observations)
    policy_loss, value_loss, entropy = a2c.losses(
        *a2c.terms(logits, actions), values, advantages, targets, valid
    )
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the whole value loss is descended: one half is asked for"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="the gradient is always brought to max_norm, a shorter one too: 'A longer gradient is cut to this length'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    loss = policy_loss + 0.5 * value_loss - entropy_weight * entropy
    optimiser.zero_grad()
    loss.backward()
    length = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    for weight in model.parameters():
        if length < max_norm:
            weight.grad *= max_norm / length
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% wrong="a2c_update" why="two steps, one for each loss: 'take one gradient step'"
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
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    for loss in (policy_loss - entropy_weight * entropy, 0.5 * value_loss):
        optimiser.zero_grad()
        loss.backward(retain_graph=True)
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()

# %% right="plot_losses" why="side by side, a loop over zip"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% right="plot_losses" why="one above the other in a bare Figure, alpha, legends"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure = Figure(figsize=(6, 6), layout="constrained")
    for number, (name, losses) in enumerate(
        {"policy loss": policy_losses, "value loss": value_losses}.items()
    ):
        axes = figure.add_subplot(2, 1, number + 1)
        axes.plot(n_steps, losses, color=f"C{number}", alpha=0.3, lw=0.5, label="each update")
        smooth = plots.moving_average(losses, window)
        axes.plot(n_steps, smooth, color=f"C{number}", lw=1.8, label=f"mean of {window}")
        axes.set_xlabel("number of environment steps")
        axes.set_ylabel(name)
        axes.legend()
    return figure

# %% right="plot_losses" why="own moving average with cumulative sums, a helper, one legend for the figure, colours from a map"
def _smooth(numbers, window):
    sums = np.concatenate([[0.0], np.cumsum(np.asarray(numbers, dtype=float))])
    ends = np.arange(1, len(sums))
    starts = np.maximum(ends - window, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)

def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, (left, right) = plt.subplots(ncols=2, sharex=True, layout="constrained")
    pale, strong = plt.get_cmap("Blues")([0.3, 0.9])

    def panel(axes, losses, label):
        (raw,) = axes.plot(n_steps, losses, "-", color=pale, linewidth=0.7)
        (mean,) = axes.plot(n_steps, _smooth(losses, window), "-", color=strong)
        axes.set_title(label)
        axes.set_xlabel("environment steps")
        axes.set_ylabel("loss")
        return raw, mean

    panel(left, policy_losses, "policy loss")
    lines = panel(right, value_losses, "value loss")
    figure.legend(lines, ["one update", "moving average"], loc="outside lower center")
    return figure

# %% right="plot_losses" why="GridSpec, one above the other with a shared x axis, both labelled"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    fig = plt.figure()
    upper, lower = fig.add_gridspec(2, 1, hspace=0.4).subplots(sharex="col")
    for ax, y in ((upper, policy_losses), (lower, value_losses)):
        ax.plot(n_steps, y, c="lightsteelblue", linewidth=0.5, zorder=1)
        ax.plot(n_steps, plots.moving_average(y, window), c="navy", linewidth=1.5, zorder=2)
        ax.set_xlabel("steps")
    upper.set_ylabel("policy loss")
    lower.set_ylabel("value loss")
    return fig

# %% wrong="plot_losses" why="a level at zero besides: 'draw in each panel two lines'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.axhline(0.0, color="0.5", linewidth=0.8)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the running median, not the moving average"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, [np.median(losses[max(0, i - window + 1) : i + 1]) for i in range(len(losses))], color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="raw losses until the window is full: not plots.moving_average"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        means = [
            np.mean(losses[i + 1 - window : i + 1]) if i + 1 >= window else losses[i]
            for i in range(len(losses))
        ]
        axes.plot(n_steps, means, color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the names of the losses are swapped: value loss is written at the policy loss"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("value loss", "policy loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the axis labels are swapped: steps run along x"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel=name, ylabel="environment steps")
    return figure

# %% wrong="plot_losses" why="the raw loss is pale but thick: 'the raw loss, thin and pale'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.88", linewidth=5)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the raw loss is thin but black: 'thin and pale'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="black", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="logarithmic y axes: the policy loss is negative every other time, and those points are not drawn"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set_yscale("log")
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the x label says updates, though environment steps are drawn"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="update", ylabel=name)
    return figure

# %% wrong="plot_losses" why="over the number of the update: 'over the number of environment steps'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(range(len(n_steps)), losses, color="0.75", linewidth=0.6)
        axes.plot(range(len(n_steps)), plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the value loss in the first panel: 'the policy loss in the first'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (value_losses, policy_losses), ("value loss", "policy loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, plots.moving_average(losses, window), color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% wrong="plot_losses" why="the window counts environment steps: 'over window updates'"
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels, (policy_losses, value_losses), ("policy loss", "value loss")
    ):
        axes.plot(n_steps, losses, color="0.75", linewidth=0.6)
        axes.plot(n_steps, [
            np.mean([y for s, y in zip(n_steps, losses) if now - window < s <= now])
            for now in n_steps
        ], color="tab:blue", linewidth=2)
        axes.set(xlabel="environment steps", ylabel=name)
    return figure

# %% right="plot_advantages" why="plt.subplots, axhline below the line"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% right="plot_advantages" why="a bare Figure, hlines over the data"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    fig = Figure(figsize=(6, 5))
    above, below = fig.add_subplot(211), fig.add_subplot(212)
    above.plot(np.arange(len(values)), np.asarray(values), color="black")
    below.plot(np.arange(len(advantages)), np.asarray(advantages), color="black", marker="o")
    below.hlines(0, -0.5, len(advantages) - 0.5, colors="grey", linestyles="dashed")
    for ax, text in ((above, "V(s): what the critic expects"), (below, "advantage")):
        ax.set_xlabel("step number")
        ax.set_ylabel(text)
    fig.tight_layout()
    return fig

# %% right="plot_advantages" why="subplot_mosaic and a level that is plotted"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, panel = plt.subplot_mosaic("V;A", layout="constrained", height_ratios=[2, 1])
    panel["V"].plot(values, ".-", label="critic")
    panel["A"].plot(advantages, ".-", label="advantage")
    panel["A"].plot([0, max(1, len(advantages) - 1)], [0.0, 0.0], "--", color="0.4", label="as expected")
    for key, label in {"V": "value of the state", "A": "advantage of the action"}.items():
        panel[key].set(xlabel="step of the episode", ylabel=label)
        panel[key].legend()
    return figure

# %% right="plot_advantages" why="axline for zero, colours from a map, titles"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, axes = plt.subplots(nrows=2, ncols=1, squeeze=True)
    colours = plt.colormaps["viridis"](np.linspace(0.1, 0.6, 2))
    data = [("values", values), ("advantages", advantages)]
    for ax, colour, (name, y) in zip(axes, colours, data, strict=True):
        ax.plot(list(range(len(y))), list(y), color=colour)
        ax.set_title(name)
        ax.set_xlabel("step")
        ax.set_ylabel(name)
    axes[1].axline((0, 0), slope=0, color="lightgrey", zorder=0)
    figure.subplots_adjust(hspace=0.6)
    return figure

# %% wrong="plot_advantages" why="one y axis for both: 'Each panel has a y axis of its own'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, sharey=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the values' axis starts at zero: what the critic says below it cannot be seen"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value", ylim=(0, None))
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="x labels say seconds, though step numbers are drawn"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="time (s)", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="time (s)", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the axis labels are swapped: step numbers run along x"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="value", ylabel="step")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="advantage", ylabel="step")
    return figure

# %% wrong="plot_advantages" why="the names of the two panels are swapped"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="advantage")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="value")
    return figure

# %% wrong="plot_advantages" why="the zero line is there only where the advantages cross it: 'with a horizontal line at zero'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    if min(advantages) < 0 < max(advantages):
        lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the line at zero is in the panel of the values: 'in the lower panel the advantages ... with a horizontal line at zero'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    upper.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the horizontal line stands at the mean of the advantages: 'at zero'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(np.mean(advantages), color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="steps are counted from 1: 'over the step number (0, 1, 2, ...)'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(1, len(values) + 1)
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="advantages above: 'the values above, the advantages below'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (lower, upper) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure

# %% wrong="plot_advantages" why="the advantages' axis ends at -1 and 1: larger ones are cut off"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage", ylim=(-1.05, 1.05))
    return figure

# %% wrong="plot_advantages" why="the x label at the lower panel only: 'Label both axes of both panels'"
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True)
    steps = range(len(values))
    upper.plot(steps, values)
    upper.set_ylabel("value")
    lower.axhline(0.0, color="0.6", linewidth=0.8)
    lower.plot(steps, advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure
