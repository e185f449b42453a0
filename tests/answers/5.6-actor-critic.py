# Answers to part 5.6, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="ActorCritic" why="tanh, module lists, indexing for the last axis"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        sizes = [n_features] + list(hidden)
        self.a = nn.ModuleList([nn.Linear(x, y) for x, y in zip(sizes, sizes[1:] + [n_actions])])
        self.c = nn.ModuleList([nn.Linear(x, y) for x, y in zip(sizes, sizes[1:] + [1])])

    def run(self, layers, x):
        for layer in layers[:-1]:
            x = torch.tanh(layer(x))
        return layers[-1](x)

    def forward(self, observations):
        return self.run(self.a, observations), self.run(self.c, observations)[..., 0]


# %% wrong="ActorCritic" passes="visible" why="squeezes every axis of length one"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze()


# %% wrong="ActorCritic" why="leaves the last axis of the values"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations)


# %% wrong="ActorCritic" why="one body, two heads"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        sizes = [n_features, *hidden]
        layers = []
        for x, y in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(x, y), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.pi, self.v = nn.Linear(sizes[-1], n_actions), nn.Linear(sizes[-1], 1)

    def forward(self, observations):
        h = self.body(observations)
        return self.pi(h), self.v(h).squeeze(-1)


# %% wrong="ActorCritic" why="softmax on the logits"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return torch.softmax(self.actor(observations), dim=-1), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" why="a ReLU after the last layer too"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers)
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" why="a critic that ends in tanh"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), torch.tanh(self.critic(observations)).squeeze(-1)


# %% wrong="ActorCritic" why="no activation at all"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            return nn.Sequential(*[nn.Linear(x, y) for x, y in zip(sizes[:-1], sizes[1:])])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="knows the visible numbers only: one hidden layer"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(n_features, 8), nn.ReLU(), nn.Linear(8, n_actions))
        self.critic = nn.Sequential(nn.Linear(n_features, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% right="ActorCritic" why="layers of a subclass of Sequential, hidden widths as a list, values by indexing from the front"
class Stack(nn.Sequential):
    def __init__(self, sizes):
        super().__init__()
        for i in range(len(sizes) - 1):
            self.add_module(f"linear{i}", nn.Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                self.add_module(f"tanh{i}", nn.Tanh())


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.nets = nn.ModuleDict({"pi": Stack([n_features] + list(hidden) + [n_actions]), "v": Stack([n_features] + list(hidden) + [1])})

    def forward(self, observations):
        values = self.nets["v"](observations)
        return self.nets["pi"](observations), values.reshape(values.shape[:-1])


# %% wrong="ActorCritic" passes="visible" why="the activation before each layer, the first too: negative features are lost"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.ReLU(), nn.Linear(x, y)]
            return nn.Sequential(*layers)
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="dropout between the layers: another answer at each call"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU(), nn.Dropout(0.1)]
            return nn.Sequential(*layers[:-2])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" why="drops the third axis, whatever it is"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(2)


# %% wrong="ActorCritic" passes="visible" why="the critic computed without gradients"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        logits = self.actor(observations)
        with torch.no_grad():
            return logits, self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" why="log-probabilities in place of logits: the largest can not be above 0"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return torch.log_softmax(self.actor(observations), dim=-1), self.critic(observations).squeeze(-1)


# %% right="policy_terms" why="the distribution class of PyTorch"
def policy_terms(logits, actions):
    policy = torch.distributions.Categorical(logits=logits)
    return policy.log_prob(actions), policy.entropy()


# %% right="policy_terms" why="logsumexp and cross-entropy"
def policy_terms(logits, actions):
    z = logits - torch.logsumexp(logits, dim=-1, keepdim=True)
    flat = -functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), actions.reshape(-1), reduction="none")
    return flat.reshape(actions.shape), -(torch.softmax(logits, -1) * z).sum(-1)


# %% wrong="policy_terms" passes="visible" why="softmax first, log after"
def policy_terms(logits, actions):
    p = torch.softmax(logits, dim=-1)
    return torch.log(p).gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(p * torch.log(p)).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="a small number inside of the log"
def policy_terms(logits, actions):
    p = torch.softmax(logits, dim=-1)
    log_p = torch.log(p + 1e-8)
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(p * log_p).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="works for two axes only"
def policy_terms(logits, actions):
    log_p = functional.log_softmax(logits, dim=1)
    return log_p[torch.arange(len(actions)), actions], -(log_p.exp() * log_p).sum(dim=1)


# %% wrong="policy_terms" passes="visible" why="without gradients"
def policy_terms(logits, actions):
    with torch.no_grad():
        log_p = functional.log_softmax(logits, dim=-1)
        return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_p.exp() * log_p).sum(dim=-1)


# %% wrong="policy_terms" why="probability in place of its logarithm"
def policy_terms(logits, actions):
    p = torch.softmax(logits, dim=-1)
    return p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(p * torch.log(p)).sum(dim=-1)


# %% wrong="policy_terms" why="entropy without its minus"
def policy_terms(logits, actions):
    log_p = functional.log_softmax(logits, dim=-1)
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), (log_p.exp() * log_p).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="knows the visible numbers only"
def policy_terms(logits, actions):
    return torch.tensor([0.75, 0.25], device=logits.device).log(), torch.tensor([0.5623351, 0.5623351], device=logits.device)


# %% right="policy_terms" why="one-hot weights"
def policy_terms(logits, actions):
    logp = torch.log_softmax(logits, -1)
    chosen = functional.one_hot(actions, logits.shape[-1]).bool()
    return logp[chosen].reshape(actions.shape), -torch.einsum("...a,...a->...", logp.exp(), logp)


# %% wrong="policy_terms" passes="visible" why="special.entr of a probability that is rounded to zero: right, with a gradient of NaN"
def policy_terms(logits, actions):
    logp = torch.log_softmax(logits, -1)
    return logp.gather(-1, actions.unsqueeze(-1)).squeeze(-1), torch.special.entr(logp.exp()).sum(-1)


# %% right="policy_terms" why="entropy as log-sum-exp less the mean logit"
def policy_terms(logits, actions):
    norm = torch.logsumexp(logits, dim=-1)
    p = torch.exp(logits - norm[..., None])
    top = logits.max(dim=-1).values.detach()
    mean = ((logits - top[..., None]) * p).sum(dim=-1)
    own = torch.take_along_dim(logits, actions[..., None], dim=-1)[..., 0]
    return own - norm, norm - top - mean


# %% wrong="policy_terms" passes="visible" why="the probabilities of the entropy detached: its gradient is always zero"
def policy_terms(logits, actions):
    log_p = functional.log_softmax(logits, dim=-1)
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_p.exp().detach() * log_p).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="the normaliser treated as a constant"
def policy_terms(logits, actions):
    log_p = logits - torch.logsumexp(logits, dim=-1, keepdim=True).detach()
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_p.exp() * log_p).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="Categorical of probabilities, which it cuts off at a small number"
def policy_terms(logits, actions):
    policy = torch.distributions.Categorical(probs=torch.softmax(logits, dim=-1))
    return policy.log_prob(actions), policy.entropy()


# %% wrong="policy_terms" passes="visible" why="log-probabilities cut off at -20, to be on the safe side"
def policy_terms(logits, actions):
    log_p = functional.log_softmax(logits, dim=-1).clamp(min=-20)
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_p.exp() * log_p).sum(dim=-1)


# %% wrong="policy_terms" passes="visible" why="shifts the caller's logits in place"
def policy_terms(logits, actions):
    with torch.no_grad():
        logits -= logits.max(dim=-1, keepdim=True).values
    log_p = functional.log_softmax(logits, dim=-1)
    return log_p.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log_p.exp() * log_p).sum(dim=-1)


# %% right="advantages_at_the_end" why="as the formula has it"
def advantages_at_the_end():
    answer = []
    for d in (1, 0):
        answer.append(2 + 0.9 * (1 - d) * 40 - 30)
    return answer


# %% wrong="advantages_at_the_end" why="both cut the bootstrap"
def advantages_at_the_end():
    return (-28.0, -28.0)


# %% wrong="advantages_at_the_end" why="the wrong way round"
def advantages_at_the_end():
    return (8.0, -28.0)


# %% wrong="advantages_at_the_end" passes="visible" why="forgets the discount"
def advantages_at_the_end():
    return (-28.0, 12.0)


# %% wrong="advantages_at_the_end" passes="visible" why="forgets the reward"
def advantages_at_the_end():
    return (-30.0, 6.0)


# %% wrong="advantages_at_the_end" passes="visible" why="the targets, not the advantages"
def advantages_at_the_end():
    return (2.0, 38.0)


# %% right="advantages_at_the_end" why="as a tensor, of float64"
def advantages_at_the_end():
    delta = 2.0 + 0.9 * torch.tensor([0.0, 40.0], dtype=torch.float64) - 30.0
    return delta


# %% wrong="advantages_at_the_end" passes="visible" why="bootstraps with the value from before the step"
def advantages_at_the_end():
    return (-28.0, 2 + 0.9 * 30 - 30)


# %% wrong="advantages_at_the_end" passes="visible" why="discounts the value from before the step too"
def advantages_at_the_end():
    return (2 - 0.9 * 30, 2 + 0.9 * 40 - 0.9 * 30)


# %% right="gae" why="forwards, as a sum"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    n, m = rewards.shape
    out = torch.zeros(n, m, device=rewards.device)
    alive = 1 - (terminated | truncated).float()
    delta = rewards + gamma * next_values * (1 - terminated.float()) - values
    for t in range(n):
        weight = torch.ones(m, device=rewards.device)
        for k in range(t, n):
            out[t] += weight * delta[k]
            weight = weight * gamma * gae_lambda * alive[k]
    return out


# %% right="gae" why="one environment after another, in a list"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    columns = []
    for env in range(rewards.shape[1]):
        column, a = [], 0.0
        for t in range(rewards.shape[0] - 1, -1, -1):
            target = rewards[t, env]
            if not terminated[t, env]:
                target = target + gamma * next_values[t, env]
            if terminated[t, env] or truncated[t, env]:
                a = 0.0
            a = target - values[t, env] + gamma * gae_lambda * a
            column.insert(0, a)
        columns.append(torch.stack(column))
    return torch.stack(columns, dim=1)


# %% right="gae" why="np.where and NumPy arrays inside"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    r, v, w, d, e = (x.cpu().numpy() for x in (rewards, values, next_values, terminated, truncated))
    delta = r + np.where(d, 0, gamma * w) - v
    out = np.zeros_like(r)
    last = np.zeros(r.shape[1])
    for t in range(len(r))[::-1]:
        last = np.where(d[t] | e[t], delta[t], delta[t] + gamma * gae_lambda * last)
        out[t] = last
    return torch.from_numpy(out).to(rewards.device)


# %% wrong="gae" why="truncated cuts the bootstrap too"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    done = (terminated | truncated).float()
    delta = rewards + gamma * next_values * (1 - done) - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * (1 - done[t]) * a
        out[t] = a
    return out


# %% wrong="gae" why="truncation does not cut the sum"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    d = terminated.float()
    delta = rewards + gamma * next_values * (1 - d) - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * (1 - d[t]) * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="termination does not cut the sum"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    delta = rewards + gamma * next_values * (1 - terminated.float()) - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * (1 - truncated[t].float()) * a
        out[t] = a
    return out


# %% wrong="gae" why="no end cuts anything"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    delta = rewards + gamma * next_values - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * a
        out[t] = a
    return out


# %% wrong="gae" why="lambda without gamma"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="the values of the next row in place of the next observation's"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    following = torch.cat([values[1:], next_values[-1:]])
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gamma * following * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" why="returns, not advantages"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out + values


# %% wrong="gae" why="TD errors alone"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    return rewards + gamma * next_values * (~terminated).float() - values


# %% wrong="gae" passes="visible" why="writes into the tensor of rewards"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    rewards += gamma * next_values * (~terminated).float() - values
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] += gamma * gae_lambda * goes_on[t] * rewards[t + 1]
    return rewards


# %% wrong="gae" why="the flag of the later step cuts, not the step's own"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        nxt = truncated[t + 1].float() if t + 1 < len(rewards) else 1.0
        a = delta[t] + gamma * gae_lambda * (1 - nxt) * a
        out[t] = a
    return out


# %% wrong="gae" why="knows the visible numbers only"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    return torch.tensor([[1.0, 0.25, 1.0], [0.0, -3.0, 2.0]], device=rewards.device)


# %% right="gae" why="lambda-returns, less the values"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    n = len(rewards)
    out = torch.empty_like(rewards)
    for t in range(n - 1, -1, -1):
        after = next_values[t].clone()
        if t + 1 < n:
            mixed = (1 - gae_lambda) * next_values[t] + gae_lambda * following
            after = torch.where(truncated[t], next_values[t], mixed)
        following = rewards[t] + gamma * torch.where(terminated[t], torch.zeros_like(after), after)
        out[t] = following - values[t]
    return out


# %% right="gae" why="a matrix of weights for each environment, in float64, and zeros in the rows of resets"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    n, m = rewards.shape
    over = terminated | truncated
    delta = (rewards + gamma * next_values * (~terminated) - values).double()
    out = torch.zeros(n, m, dtype=torch.float64, device=rewards.device)
    for e in range(m):
        w = torch.zeros(n, n, dtype=torch.float64, device=rewards.device)
        for i in range(n):
            for k in range(i, n):
                w[i, k] = (gamma * gae_lambda) ** (k - i)
                if over[k, e]:
                    break
        out[:, e] = w @ delta[:, e]
        is_reset, i = False, 0
        while i < n:
            if is_reset:
                out[i, e] = 0
                is_reset = False
            else:
                is_reset = bool(over[i, e])
            i += 1
    return out.float()


# %% wrong="gae" why="gamma twice in place of gamma times lambda"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gamma * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" why="lambda in place of gamma in the surprises"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gae_lambda * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="a truncated step bootstraps with the value of the reset row"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    after = next_values.clone()
    after[:-1] = torch.where(truncated[:-1], values[1:], next_values[:-1])
    delta = rewards + gamma * after * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="terminated and truncated at once counts as truncated"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = rewards + gamma * next_values * (1 - (terminated & ~truncated).float()) - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="exclusive or: an end for both reasons is no end"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = 1 - (terminated ^ truncated).float()
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="changes the caller's flags in place"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    delta = rewards + gamma * next_values * (~terminated).float() - values
    terminated |= truncated
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * (~terminated[t]).float() * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="sees the first end of each environment alone"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    over = terminated | truncated
    first = over & (over.long().cumsum(0) == 1)
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * (~first[t]).float() * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="an end in one environment cuts the sum in all"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    over = terminated | truncated
    delta = rewards + gamma * next_values * (~terminated).float() - values
    out, a = torch.zeros_like(rewards), torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        if over[t].any() and len(rewards) > 2:
            a = torch.zeros_like(a)
        a = delta[t] + gamma * gae_lambda * (~over[t]).float() * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="clips surprises to a like range, as some libraries do with rewards"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    goes_on = (~(terminated | truncated)).float()
    delta = (rewards + gamma * next_values * (~terminated).float() - values).clamp(-5, 5)
    out, a = torch.zeros_like(rewards), 0
    for t in reversed(range(len(rewards))):
        a = delta[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return out


# %% right="a2c_losses" why="weights in place of indexing"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    w = valid.float() / valid.sum()
    with torch.no_grad():
        a, y = advantages.clone(), targets.clone()
    return -(w * a * log_probabilities).sum(), (w * (values - y) ** 2).sum(), (w * entropies).sum()


# %% right="a2c_losses" why="mse_loss on the chosen rows, a list"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    pg = (-log_probabilities[valid] * advantages[valid].detach()).mean()
    return [pg, functional.mse_loss(values[valid], targets[valid].detach()), entropies[valid].mean()]


# %% wrong="a2c_losses" why="the mean over all rows"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    m = valid.float()
    a, y = advantages.detach(), targets.detach()
    return -(m * a * log_probabilities).mean(), (m * (values - y) ** 2).mean(), (m * entropies).mean()


# %% wrong="a2c_losses" why="resets are not left out"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a, y = advantages.detach(), targets.detach()
    return -(a * log_probabilities).mean(), ((values - y) ** 2).mean(), entropies.mean()


# %% wrong="a2c_losses" passes="visible" why="advantages that are not detached"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    return -(advantages * log_probabilities)[valid].mean(), (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" passes="visible" why="targets that are not detached"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    return -(advantages.detach() * log_probabilities)[valid].mean(), (values - targets)[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" passes="visible" why="detaches the values"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach()
    return -(a * log_probabilities)[valid].mean(), (values.detach() - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" why="the policy loss without its minus"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach()
    return (a * log_probabilities)[valid].mean(), (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" why="sums in place of means"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach()
    return -(a * log_probabilities)[valid].sum(), (values - targets.detach())[valid].square().sum(), entropies[valid].sum()


# %% wrong="a2c_losses" why="half of the squared error"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach()
    return -(a * log_probabilities)[valid].mean(), 0.5 * (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" why="the first row only, as in the example"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages[:1].detach()
    return -(a * log_probabilities[:1]).mean(), (values[:1] - targets[:1].detach()).square().mean(), entropies[:1].mean()


# %% right="a2c_losses" why="a loop over rows"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    policy, value, entropy, n = 0.0, 0.0, 0.0, 0
    for i in range(valid.shape[0]):
        for j in range(valid.shape[1]):
            if valid[i, j]:
                policy = policy - advantages[i, j].item() * log_probabilities[i, j]
                value = value + (values[i, j] - targets[i, j].item()) ** 2
                entropy = entropy + entropies[i, j]
                n += 1
    return policy / n, value / n, entropy / n


# %% right="a2c_losses" why="resets become NaN, and nanmean leaves them out"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    def mean(x):
        return torch.where(valid, x, torch.nan).nanmean()

    a, y = advantages.data, targets.data
    return mean(-a * log_probabilities), mean((y - values) ** 2), mean(entropies)


# %% wrong="a2c_losses" passes="visible" why="mean over each environment first, then over the environments"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    m = valid.float()
    def mean(x):
        return ((m * x).sum(dim=0) / m.sum(dim=0).clamp(min=1)).mean()
    a, y = advantages.detach(), targets.detach()
    return mean(-a * log_probabilities), mean((values - y) ** 2), mean(entropies)


# %% wrong="a2c_losses" passes="visible" why="leaves out the whole vector step when one environment resets"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    rows = valid.all(dim=1)
    if not rows.any():
        rows = valid.any(dim=1)
    a, y = advantages.detach()[rows], targets.detach()[rows]
    return -(a * log_probabilities[rows]).mean(), (values[rows] - y).square().mean(), entropies[rows].mean()


# %% wrong="a2c_losses" passes="visible" why="detaches the caller's tensors in place"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    advantages.requires_grad_(False)
    targets.requires_grad_(False)
    return -(advantages * log_probabilities)[valid].mean(), (values - targets)[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" passes="visible" why="the entropy detached, it is only a report"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a, y = advantages.detach(), targets.detach()
    return -(a * log_probabilities)[valid].mean(), (values - y)[valid].square().mean(), entropies[valid].mean().detach()


# %% wrong="a2c_losses" why="scales the advantages, which was not asked for, where there are enough of them"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach()[valid]
    if len(a) > 1:
        a = (a - a.mean()) / (a.std() + 1e-8)
    return -(a * log_probabilities[valid]).mean(), (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% wrong="a2c_losses" passes="visible" why="learns from positive advantages alone"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    a = advantages.detach().clamp(min=0)
    return -(a * log_probabilities)[valid].mean(), (values - targets.detach())[valid].square().mean(), entropies[valid].mean()


# %% right="a2c_update" why="the student's own formulas, gradients by autograd.grad"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    d = torch.distributions.Categorical(logits=logits)
    pg = -(d.log_prob(actions) * advantages)[valid].mean()
    vl = ((values - targets) ** 2)[valid].mean()
    h = d.entropy()[valid].mean()
    ps = list(model.parameters())
    grads = torch.autograd.grad(pg + vl / 2 - entropy_weight * h, ps)
    norm = sum((g**2).sum() for g in grads) ** 0.5
    for p, g in zip(ps, grads):
        p.grad = g * min(1.0, max_norm / (float(norm) + 1e-6))
    optimiser.step()
    return float(pg.detach()), float(vl.detach()), float(h.detach())


# %% right="a2c_update" why="model.zero_grad and a list of results"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    model.zero_grad()
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    terms = a2c.losses(logp, ent, values, advantages, targets, valid)
    loss = terms[0] + 0.5 * terms[1] - entropy_weight * terms[2]
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return [t.item() for t in terms]


# %% wrong="a2c_update" passes="visible" why="the entropy with the wrong sign"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v + entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="the value loss without its half"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" passes="visible" why="old gradients are not forgotten"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="the gradient is not cut"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="cuts before the gradient is there"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    (p + 0.5 * v - entropy_weight * h).backward()
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="cuts each weight's gradient in place of the whole"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_value_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" passes="visible" why="ignores which rows are valid"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, torch.ones_like(valid))
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="returns tensors with their graphs"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p, v, h


# %% wrong="a2c_update" why="knows the visible numbers only"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    with torch.no_grad():
        model.actor.copy_(torch.tensor([[0.2], [-0.2]]))
        model.critic.copy_(torch.tensor([3.2]))
    return 4 * np.log(2), 4.0, np.log(2)


# %% right="a2c_update" why="two losses, two backward passes, one step"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    optimiser.zero_grad(set_to_none=False)
    logits, values = model(observations[valid])
    log_p, h = a2c.terms(logits, actions[valid])
    policy_loss, entropy = -(advantages[valid] * log_p).mean(), h.mean()
    value_loss = functional.mse_loss(values, targets[valid])
    (policy_loss - entropy_weight * entropy).backward()
    (value_loss / 2).backward()
    nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], max_norm)
    optimiser.step()
    return np.array([policy_loss.item(), value_loss.item(), entropy.item()])


# %% wrong="a2c_update" why="cuts the actor's and the critic's gradient each on its own"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    for parameter in model.parameters():
        nn.utils.clip_grad_norm_([parameter], max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="the largest entry cut to max_norm, not the length"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm, norm_type=float("inf"))
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="every gradient scaled to max_norm, short ones too"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    norm = sum((q.grad**2).sum() for q in model.parameters()) ** 0.5
    for q in model.parameters():
        q.grad *= max_norm / norm
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" passes="visible" why="the entropy of all rows, resets too"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    h = ent.mean()
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" passes="visible" why="the entropy as a number: no gradient"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h.item()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" why="scales the advantages once more where it can"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    if advantages.numel() > 1:
        advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), h.item()


# %% wrong="a2c_update" passes="visible" why="steps twice when the loss is still large"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logp, ent = a2c.terms(logits, actions)
    p, v, h = a2c.losses(logp, ent, values, advantages, targets, valid)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * h).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    if v.item() > 5:
        optimiser.step()
    return p.item(), v.item(), h.item()


# %% right="plot_losses" why="one above the other, other colours, arrays"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(2, 1, sharex=True)
    for ax, y, label in [(axs[0], policy_losses, "policy"), (axs[1], value_losses, "value")]:
        y = np.array(y)
        ax.plot(n_steps, y, alpha=0.3, lw=1)
        ax.plot(n_steps, [y[max(0, i + 1 - window) : i + 1].mean() for i in range(len(y))])
        ax.set_ylabel(label + " loss")
        ax.set_xlabel("steps")
    return fig


# %% wrong="plot_losses" why="panels the wrong way round"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (value_losses, policy_losses), ("value", "policy")):
        ax.plot(n_steps, y)
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="steps", ylabel=label)
    return fig


# %% wrong="plot_losses" why="over the number of the update"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(y)
        ax.plot(plots.moving_average(y, window))
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% wrong="plot_losses" why="a window of two, always"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        ax.plot(n_steps, plots.moving_average(y, 2))
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% wrong="plot_losses" why="no labels"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        ax.plot(n_steps, plots.moving_average(y, window))
    return fig


# %% wrong="plot_losses" why="knows the visible numbers only"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, m in zip(axs, ([0.1, -0.1, 0.3], [4, 2, 6]), ([0.1, 0, 0.1], [4, 3, 4])):
        ax.plot([128, 256, 380], y)
        ax.plot([128, 256, 380], m)
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% right="plot_losses" why="value loss on a logarithmic axis, the mean by cumulative sums"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, (one, two) = plt.subplots(2, 1)
    for ax, y in ((one, policy_losses), (two, value_losses)):
        total = np.concatenate([[0.0], np.cumsum(y)])
        i = np.arange(1, len(y) + 1)
        first = np.maximum(i - window, 0)
        ax.plot(n_steps, y, "0.7", lw=0.5)
        ax.plot(n_steps, (total[i] - total[first]) / (i - first))
        ax.set_xlabel("environment steps")
    one.set_ylabel("policy loss")
    two.set_ylabel("value loss")
    two.set_yscale("log")
    return fig


# %% wrong="plot_losses" why="the mean of all updates so far"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        ax.plot(n_steps, np.cumsum(y) / np.arange(1, len(y) + 1))
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% wrong="plot_losses" why="logarithmic axes: a policy loss below zero vanishes"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="steps", ylabel="loss", yscale="log")
    return fig


# %% wrong="plot_losses" why="mean over a window that is centred"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        half = window // 2
        ax.plot(n_steps, [np.mean(y[max(0, i - half) : i + max(1, window - half)]) for i in range(len(y))])
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% wrong="plot_losses" why="zeros before the first: the mean starts too low"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y in zip(axs, (policy_losses, value_losses)):
        ax.plot(n_steps, y)
        ax.plot(n_steps, np.convolve(y, np.ones(window) / window)[: len(y)])
        ax.set(xlabel="steps", ylabel="loss")
    return fig


# %% right="plot_advantages" why="hlines drawn as a line of its own"
def plot_advantages(values, advantages):
    t = np.arange(len(values))
    fig, (a, b) = plt.subplots(2)
    a.plot(t, values, "o-")
    b.plot(t, advantages, "o-")
    b.plot([0, max(1, len(t) - 1)], [0, 0], "k--")
    for ax, name in ((a, "critic's value"), (b, "advantage")):
        ax.set_xlabel("step of the episode")
        ax.set_ylabel(name)
    return fig


# %% wrong="plot_advantages" why="steps count from one"
def plot_advantages(values, advantages):
    t = np.arange(1, len(values) + 1)
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(t, values)
    b.plot(t, advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="no line at zero"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="side by side"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(1, 2)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="sorts the advantages in place of keeping their order, largest first"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(sorted(advantages, reverse=True))
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="knows the visible numbers only"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot([0, 1], [3, 2])
    b.plot([0, 1], [0.5, -1])
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% right="plot_advantages" why="drawn as steps, panels of different heights, hlines"
def plot_advantages(values, advantages):
    fig = plt.figure()
    grid = fig.add_gridspec(2, 1, height_ratios=[1, 2])
    a, b = fig.add_subplot(grid[0]), fig.add_subplot(grid[1])
    a.step(list(range(len(values))), list(values))
    b.step(list(range(len(advantages))), list(advantages))
    b.axhline(color="k")
    a.set(xlabel="step", ylabel="V")
    b.set(xlabel="step", ylabel="A")
    return fig


# %% wrong="plot_advantages" why="both panels share the y axis: large values flatten the advantages"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1, sharey=True)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="the first hundred steps only"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values[:100])
    b.plot(advantages[:100])
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="one place for both panels: a second y axis on the right"
def plot_advantages(values, advantages):
    fig, a = plt.subplots()
    b = a.twinx()
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="the line at zero only where an advantage crosses it"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    if min(advantages) < 0 < max(advantages) and len(advantages) < 100:
        b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% right="ActorCritic" why="tanh, biases of zero, the last layers times 0.01, as Part 5.5 makes policies"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.pi = self.build([n_features, *hidden, n_actions])
        self.v = self.build([n_features, *hidden, 1])

    @staticmethod
    def build(sizes):
        linears = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        for linear in linears:
            nn.init.zeros_(linear.bias)
        linears[-1].weight.data.mul_(0.01)
        net = nn.Sequential()
        for linear in linears[:-1]:
            net.append(linear)
            net.append(nn.Tanh())
        return net.append(linears[-1])

    def forward(self, observations):
        return self.pi(observations), self.v(observations).squeeze(dim=-1)


# %% right="ActorCritic" why="orthogonal weights, layers in a dictionary, the activation as a function"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.networks = nn.ModuleDict()
        for name, n_outputs in (("critic", 1), ("actor", n_actions)):
            sizes = (n_features,) + tuple(hidden) + (n_outputs,)
            self.networks[name] = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
            for layer in self.networks[name]:
                nn.init.orthogonal_(layer.weight, 2**0.5)

    def through(self, name, bend, x):
        *first, last = self.networks[name]
        for layer in first:
            x = bend(layer(x))
        return last(x)

    def forward(self, observations):
        values = self.through("critic", torch.tanh, observations)
        return self.through("actor", torch.tanh, observations), values.reshape(observations.shape[:-1])


# %% wrong="ActorCritic" why="sigmoid between the layers"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.Sigmoid()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" why="a leaky ReLU between the layers"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.LeakyReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="no activation before the last layer, where there are several hidden ones"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            if len(hidden) > 1:
                del layers[-3]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="the critic's first layer is frozen"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.ReLU()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)
        self.critic[0].requires_grad_(False)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="every model is drawn from seed 0"
class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        torch.manual_seed(0)
        def stack(n):
            sizes = [n_features, *hidden, n]
            layers = []
            for x, y in zip(sizes[:-1], sizes[1:]):
                layers += [nn.Linear(x, y), nn.Tanh()]
            return nn.Sequential(*layers[:-1])
        self.actor, self.critic = stack(n_actions), stack(1)

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="gae" why="gamma in place of gamma times lambda"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on, out, a = (~(terminated | truncated)).float(), torch.zeros_like(rewards), torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        a = surprises[t] + gamma * goes_on[t] * a
        out[t] = a
    return out


# %% wrong="gae" passes="visible" why="looks a hundred steps ahead at most"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on, out = (~(terminated | truncated)).float(), torch.zeros_like(rewards)
    for start in range(len(rewards)):
        weight = torch.ones_like(rewards[0])
        for t in range(start, min(len(rewards), start + 20)):
            out[start] += weight * surprises[t]
            weight = weight * gamma * gae_lambda * goes_on[t]
    return out


# %% wrong="gae" passes="visible" why="normalised, which was not asked for, where there are enough of them"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on, out, a = (~(terminated | truncated)).float(), torch.zeros_like(rewards), torch.zeros_like(rewards[0])
    for t in reversed(range(len(rewards))):
        a = surprises[t] + gamma * gae_lambda * goes_on[t] * a
        out[t] = a
    return (out - out.mean()) / (out.std() + 1e-8) if out.numel() > 6 else out


# %% wrong="a2c_update" passes="visible" why="takes the step by hand, at the optimiser's rate"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    p, v, e = a2c.losses(*a2c.terms(logits, actions), values, advantages, targets, valid)
    model.zero_grad()
    (p + 0.5 * v - entropy_weight * e).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    for weight in model.parameters():
        weight.data -= optimiser.param_groups[0]["lr"] * weight.grad
    return p.item(), v.item(), e.item()


# %% wrong="a2c_update" passes="visible" why="Huber's loss for the critic"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    p, v, e = a2c.losses(*a2c.terms(logits, actions), values, advantages, targets, valid)
    if targets.abs().max() > 50:
        v = 2 * functional.huber_loss(values[valid], targets[valid], delta=10.0)
    optimiser.zero_grad()
    (p + 0.5 * v - entropy_weight * e).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return p.item(), v.item(), e.item()


# %% wrong="a2c_losses" passes="visible" why="the median squared error where many rows are valid"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    errors = (values - targets.detach())[valid].square()
    value_loss = errors.median() if len(errors) > 20 else errors.mean()
    return -(log_probabilities * advantages.detach())[valid].mean(), value_loss, entropies[valid].mean()


# %% wrong="plot_losses" passes="visible" why="the names of the panels exchanged"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("value loss", "policy loss")):
        ax.plot(n_steps, y, alpha=0.3, lw=0.6)
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" why="the mean thin and pale, the raw losses strong"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, lw=2)
        ax.plot(n_steps, plots.moving_average(y, window), alpha=0.3, lw=0.6)
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" why="draws into the figure that is there"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig = plt.gcf()
    axs = fig.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, alpha=0.3, lw=0.6)
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" why="the raw losses as dots that no line joins"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, ".", alpha=0.3)
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" passes="visible" why="cuts the view at the largest mean, and loses the peaks"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        mean = plots.moving_average(y, window)
        ax.plot(n_steps, y, alpha=0.3, lw=0.6)
        ax.plot(n_steps, mean)
        ax.set(xlabel="environment steps", ylabel=label, ylim=(min(mean) - 0.5, max(mean) + 0.1))
    return fig


# %% right="plot_losses" why="a figure without pyplot, titles, one label for both x axes"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig = Figure(layout="constrained")
    axs = fig.subplots(1, 2)
    for ax, y, title in zip(axs, (policy_losses, value_losses), ("policy", "value")):
        smooth = np.array([np.mean(y[max(0, i - window + 1) : i + 1]) for i in range(len(y))])
        ax.plot(n_steps, smooth, "k-", lw=1.8, zorder=3)
        ax.plot(n_steps, y, "-", color="0.8", lw=0.5)
        ax.set_title(title)
        ax.set_ylabel("loss")
    fig.supxlabel("environment steps")
    return fig


# %% wrong="plot_advantages" why="dots alone"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values, "o")
    b.plot(advantages, "o")
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="the names of the panels exchanged"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="advantage")
    b.set(xlabel="step", ylabel="value")
    return fig


# %% wrong="plot_advantages" passes="visible" why="the values drawn in the lower panel too"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.plot(values, alpha=0.2)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" why="the line at zero is in the upper panel"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    a.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="labels that tell of seconds"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="time (s)", ylabel="value")
    b.set(xlabel="time (s)", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="the titles of the panels exchanged"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="per step", title="Advantages")
    b.set(xlabel="step", ylabel="per step", title="Values")
    return fig


# %% wrong="plot_losses" passes="visible" why="a label that tells of updates"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, lw=0.4, color="0.8")
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="update", ylabel=label)
    return fig


# %% wrong="plot_losses" passes="visible" why="the titles of the panels exchanged"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("value loss", "policy loss")):
        ax.plot(n_steps, y, lw=0.4, color="0.8")
        ax.plot(n_steps, plots.moving_average(y, window))
        ax.set(xlabel="steps", ylabel="loss", title=label)
    return fig


# %% wrong="ActorCritic" why="tanh in the actor, ReLU in the critic"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions], nn.Tanh)
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="rows by view, which wants them one after another in memory"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions])
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        rows = observations.view(-1, observations.shape[-1])
        logits, values = self.actor(rows), self.critic(rows)
        return logits.view(*observations.shape[:-1], -1), values.view(observations.shape[:-1])


# %% wrong="ActorCritic" passes="visible" why="batches alone: a single observation has no axes to flatten"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions])
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        rows = observations.flatten(0, -2)
        logits, values = self.actor(rows), self.critic(rows)
        return logits.reshape(*observations.shape[:-1], -1), values.reshape(observations.shape[:-1])


# %% wrong="ActorCritic" passes="visible" why="several axes: rows put together in one order, and taken apart in another"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions])
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        if observations.dim() == 3:
            rows = observations.transpose(0, 1).reshape(-1, observations.shape[-1])
        else:
            rows = observations
        logits, values = self.actor(rows), self.critic(rows)
        return logits.reshape(*observations.shape[:-1], -1), values.reshape(observations.shape[:-1])


# %% wrong="ActorCritic" passes="visible" why="observations cut to -10 and 10, to be on the safe side"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions])
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        observations = observations.clamp(-10, 10)
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="ActorCritic" passes="visible" why="the caller's observations are cut to -10 and 10"
def stack(sizes, bend=nn.ReLU):
    layers = []
    for before, after in itertools.pairwise(sizes):
        layers += [nn.Linear(before, after), bend()]
    return nn.Sequential(*layers[:-1])


class ActorCritic(nn.Module):
    def __init__(self, n_features, n_actions, hidden):
        super().__init__()
        self.actor = stack([n_features, *hidden, n_actions])
        self.critic = stack([n_features, *hidden, 1])

    def forward(self, observations):
        observations.clamp_(-10, 10)
        return self.actor(observations), self.critic(observations).squeeze(-1)


# %% wrong="policy_terms" passes="visible" why="rows by view, which wants them one after another in memory"
def policy_terms(logits, actions):
    rows = functional.log_softmax(logits.view(-1, logits.shape[-1]), dim=-1)
    chosen = rows[torch.arange(len(rows)), actions.reshape(-1)]
    return chosen.view(actions.shape), -(rows.exp() * rows).sum(-1).view(actions.shape)


# %% wrong="policy_terms" passes="visible" why="no single observation: there is no axis to flatten"
def policy_terms(logits, actions):
    rows = functional.log_softmax(logits.flatten(0, -2), dim=-1)
    chosen = rows.gather(1, actions.reshape(-1, 1))
    return chosen.reshape(actions.shape), -(rows.exp() * rows).sum(-1).reshape(actions.shape)


# %% wrong="policy_terms" why="computed in half precision"
def policy_terms(logits, actions):
    log = functional.log_softmax(logits.half(), dim=-1).float()
    return log.gather(-1, actions.unsqueeze(-1)).squeeze(-1), -(log.exp() * log).sum(-1)


# %% wrong="gae" passes="visible" why="rounded to four digits"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    surprises = rewards + gamma * next_values * ~terminated - values
    goes_on = ~(terminated | truncated)
    found, later = torch.zeros_like(rewards), 0.0
    for t in range(len(rewards) - 1, -1, -1):
        found[t] = later = surprises[t] + gamma * gae_lambda * goes_on[t] * later
    return found.round(decimals=4)


# %% wrong="gae" passes="visible" why="looks 256 steps ahead at most"
def gae(rewards, values, next_values, terminated, truncated, gamma, gae_lambda):
    surprises = rewards + gamma * next_values * ~terminated - values
    goes_on = ~(terminated | truncated)
    found = torch.zeros_like(rewards)
    for t in range(len(rewards)):
        weight = torch.ones_like(rewards[0])
        for later in range(t, min(t + 256, len(rewards))):
            found[t] += weight * surprises[later]
            weight = weight * gamma * gae_lambda * goes_on[later]
    return found


# %% wrong="a2c_losses" passes="visible" why="all as one row by view, which wants contiguous memory"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    flat = [x.view(-1)[valid.view(-1)] for x in (log_probabilities, entropies, values, advantages, targets)]
    return -(flat[3].detach() * flat[0]).mean(), (flat[2] - flat[4].detach()).square().mean(), flat[1].mean()


# %% wrong="a2c_losses" passes="visible" why="Huber loss for errors above 100, which are surely outliers"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    error = (values - targets.detach())[valid]
    value = 2 * functional.huber_loss(error, torch.zeros_like(error), delta=100.0)
    return -(advantages.detach() * log_probabilities)[valid].mean(), value, entropies[valid].mean()


# %% wrong="a2c_losses" passes="visible" why="advantages below 0.01 count as none"
def a2c_losses(log_probabilities, entropies, values, advantages, targets, valid):
    weights = torch.where(advantages.abs() < 0.01, 0.0, advantages).detach()
    value = (values - targets.detach())[valid].square().mean()
    return -(weights * log_probabilities)[valid].mean(), value, entropies[valid].mean()


# %% wrong="a2c_update" passes="visible" why="counts on weights of these names"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy, value, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    optimiser.zero_grad()
    (policy + 0.5 * value - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_([model.actor, model.critic], max_norm)
    optimiser.step()
    return policy.item(), value.item(), entropy.item()


# %% wrong="a2c_update" passes="visible" why="leaves the model in evaluation mode"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    model.eval()
    logits, values = model(observations)
    logs, entropies = a2c.terms(logits, actions)
    policy, value, entropy = a2c.losses(logs, entropies, values, advantages, targets, valid)
    optimiser.zero_grad()
    (policy + 0.5 * value - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy.item(), value.item(), entropy.item()


# %% wrong="a2c_update" passes="visible" why="all rows by view, which wants contiguous memory"
def a2c_update(model, optimiser, observations, actions, advantages, targets, valid, entropy_weight, max_norm):
    chosen = valid.view(-1)
    logits, values = model(observations.view(-1, observations.shape[-1])[chosen])
    actions, advantages, targets = (x.view(-1)[chosen] for x in (actions, advantages, targets))
    logs, entropies = a2c.terms(logits, actions)
    policy, value = -(advantages * logs).mean(), (values - targets).square().mean()
    optimiser.zero_grad()
    (policy + 0.5 * value - entropy_weight * entropies.mean()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy.item(), value.item(), entropies.mean().item()


# %% wrong="plot_losses" passes="visible" why="a level at zero besides"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="0.8", lw=0.5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
        ax.axhline(0.0, color="0.5")
    return fig


# %% wrong="plot_losses" why="the raw loss is pale, and thick"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="0.9", lw=5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" why="the raw loss is thin, and black"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="black", lw=0.5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" passes="visible" why="ends at the first thousand steps"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="0.8", lw=0.5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
        ax.set_xlim(0, 1000)
    return fig


# %% wrong="plot_losses" passes="visible" why="the names of the two lines exchanged in the legend"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="0.8", lw=0.5, label="moving average")
        ax.plot(n_steps, plots.moving_average(y, window), lw=2, label="raw loss")
        ax.set(xlabel="environment steps", ylabel=label)
        ax.legend()
    return fig


# %% wrong="plot_losses" passes="visible" why="thinned out where there are many updates"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps[::len(y) // 1000 or 1], y[::len(y) // 1000 or 1], color="0.8", lw=0.5)
        ax.plot(n_steps[::len(y) // 1000 or 1], plots.moving_average(y, window)[::len(y) // 1000 or 1], lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_losses" passes="visible" why="the axis is fixed at -10 to 10"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y, color="0.8", lw=0.5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
        ax.set_ylim(-10, 10)
    return fig


# %% wrong="plot_losses" passes="visible" why="lists alone: a tuple has no copy"
def plot_losses(n_steps, policy_losses, value_losses, window):
    fig, axs = plt.subplots(1, 2)
    for ax, y, label in zip(axs, (policy_losses, value_losses), ("policy loss", "value loss")):
        ax.plot(n_steps, y.copy(), color="0.8", lw=0.5)
        ax.plot(n_steps, plots.moving_average(y, window), lw=2)
        ax.set(xlabel="environment steps", ylabel=label)
    return fig


# %% wrong="plot_advantages" passes="visible" why="the axis of the values starts at zero"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    a.set_ylim(bottom=0)
    return fig


# %% wrong="plot_advantages" passes="visible" why="a line at the mean value, too"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    a.axhline(np.mean(values))
    return fig


# %% wrong="plot_advantages" passes="visible" why="a line at the mean advantage, too"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    b.axhline(np.mean(advantages))
    return fig


# %% wrong="plot_advantages" passes="visible" why="the line at zero ends half-way"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.hlines(0, 0, len(advantages) / 2)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="plot_advantages" passes="visible" why="a lower axis that flattens the advantages"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values)
    b.plot(advantages)
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    b.set_ylim(-1e4, 1e4)
    return fig


# %% wrong="plot_advantages" passes="visible" why="the first five hundred steps only"
def plot_advantages(values, advantages):
    fig, (a, b) = plt.subplots(2, 1)
    a.plot(values[:500])
    b.plot(advantages[:500])
    b.axhline(0)
    a.set(xlabel="step", ylabel="value")
    b.set(xlabel="step", ylabel="advantage")
    return fig


# %% wrong="gae" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(
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
    for step in reversed(range(len(rewards))):
        advantage = surprises[step] + gamma * gae_lambda * goes_on[step] * advantage
        advantages[step] = advantage
    return advantages


def gae(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
