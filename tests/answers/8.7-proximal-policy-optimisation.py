# Answers to part 8.7, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="clipped_objective" why="the pessimistic bound written with where"
def clipped_objective(log_probabilities, old, advantages, clip):
    with torch.no_grad():
        a = advantages.clone()
    r = torch.exp(log_probabilities - old.detach())
    high = torch.clamp(r, max=1 + clip)
    low = torch.clamp(r, min=1 - clip)
    return (torch.where(a > 0, high, low) * a).mean()


# %% right="clipped_objective" why="stacked and reduced by min"
def clipped_objective(log_probabilities, old, advantages, clip):
    a = advantages.detach()
    r = (log_probabilities - old.detach()).exp()
    both = torch.stack([r * a, torch.clip(r, 1 - clip, 1 + clip) * a])
    return both.min(dim=0).values.mean()


# %% wrong="clipped_objective" why="clips always: the way back is lost"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old.detach()).exp()
    return (r.clamp(1 - clip, 1 + clip) * advantages.detach()).mean()


# %% wrong="clipped_objective" why="a maximum where a minimum belongs"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old.detach()).exp()
    a = advantages.detach()
    return torch.maximum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean()


# %% wrong="clipped_objective" why="a loss: the sign of descent"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old.detach()).exp()
    a = advantages.detach()
    return -torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean()


# %% wrong="clipped_objective" why="a sum over the rows"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old.detach()).exp()
    a = advantages.detach()
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).sum()


# %% wrong="clipped_objective" why="old over new"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (old.detach() - log_probabilities).exp()
    a = advantages.detach()
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean()


# %% wrong="clipped_objective" passes="visible" why="gradients flow into the old policy and the advantages"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old).exp()
    return torch.minimum(r * advantages, r.clamp(1 - clip, 1 + clip) * advantages).mean()


# %% wrong="clipped_objective" passes="visible" why="a clip of 0.2, whatever is asked for"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = (log_probabilities - old.detach()).exp()
    a = advantages.detach()
    return torch.minimum(r * a, r.clamp(0.8, 1.2) * a).mean()


# %% wrong="clipped_objective" passes="visible" why="divides probabilities, which are 0 for an unlikely action"
def clipped_objective(log_probabilities, old, advantages, clip):
    r = log_probabilities.float().exp() / old.detach().float().exp()
    r = r.to(old.dtype)
    a = advantages.detach()
    return torch.minimum(r * a, r.clamp(1 - clip, 1 + clip) * a).mean()


# %% right="minibatches" why="split by torch, back to arrays"
def minibatches(n, size, rng):
    if n < 1:
        raise ValueError(f"got n = {n}")
    if size < 1:
        raise ValueError(f"got size = {size}")
    return [piece.numpy() for piece in torch.from_numpy(rng.permutation(n)).split(size)]


# %% right="minibatches" why="a while loop that eats the order"
def minibatches(n, size, rng):
    for what in (n, size):
        if what <= 0:
            raise ValueError(f"{what} is not positive")
    left, found = rng.permutation(n), []
    while len(left):
        found.append(left[:size])
        left = left[size:]
    return found


# %% wrong="minibatches" why="leaves the last rows out"
def minibatches(n, size, rng):
    if min(n, size) < 1:
        raise ValueError(f"{n} {size}")
    order = rng.permutation(n)
    return [order[i * size : (i + 1) * size] for i in range(n // size)]


# %% wrong="minibatches" why="rows drawn with replacement"
def minibatches(n, size, rng):
    if min(n, size) < 1:
        raise ValueError(f"{n} {size}")
    order = rng.integers(n, size=n)
    return [order[i : i + size] for i in range(0, n, size)]


# %% wrong="minibatches" why="always in the same order"
def minibatches(n, size, rng):
    if min(n, size) < 1:
        raise ValueError(f"{n} {size}")
    order = np.arange(n)
    return [order[i : i + size] for i in range(0, n, size)]


# %% wrong="minibatches" passes="visible" why="a size of 0 or less is not refused"
def minibatches(n, size, rng):
    if n < 1:
        raise ValueError(f"n is {n}")
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, max(size, 1))]


# %% wrong="minibatches" passes="visible" why="equal pieces, where the sizes shall be given"
def minibatches(n, size, rng):
    if min(n, size) < 1:
        raise ValueError(f"{n} {size}")
    return np.array_split(rng.permutation(n), -(-n // size))


# %% wrong="minibatches" passes="visible" why="a tuple, not a list"
def minibatches(n, size, rng):
    if min(n, size) < 1:
        raise ValueError(f"{n} {size}")
    order = rng.permutation(n)
    return tuple(order[i : i + size] for i in range(0, n, size))


# %% right="kl_estimate" why="under no_grad, in double precision"
def kl_estimate(log_probabilities, old):
    with torch.no_grad():
        x = log_probabilities.double() - old.double() if log_probabilities.device.type != "mps" else log_probabilities - old
        return float((torch.special.expm1(x) - x).mean())


# %% right="kl_estimate" why="in NumPy"
def kl_estimate(log_probabilities, old):
    x = (log_probabilities - old).detach().cpu().numpy()
    return float(np.mean(np.expm1(x) - x))


# %% wrong="kl_estimate" why="the plain estimate: minus the mean log-ratio"
def kl_estimate(log_probabilities, old):
    return (old - log_probabilities).mean().item()


# %% wrong="kl_estimate" why="half the squared log-ratio"
def kl_estimate(log_probabilities, old):
    return 0.5 * (log_probabilities - old).square().mean().item()


# %% wrong="kl_estimate" why="the other direction of the ratio"
def kl_estimate(log_probabilities, old):
    x = old - log_probabilities
    return (torch.expm1(x) - x).mean().item()


# %% wrong="kl_estimate" why="a tensor, not a number"
def kl_estimate(log_probabilities, old):
    x = log_probabilities - old
    return (torch.expm1(x) - x).mean()


# %% wrong="kl_estimate" passes="visible" why="loses six digits near a ratio of 1"
def kl_estimate(log_probabilities, old):
    x = log_probabilities - old
    return (x.exp() - 1 - x).mean().item()


# %% wrong="kl_estimate" passes="visible" why="ratios of probabilities, which are 0 for unlikely actions"
def kl_estimate(log_probabilities, old):
    r = log_probabilities.detach().float().exp() / old.detach().float().exp()
    return (r - 1 - r.log()).mean().item()


# %% right="ppo_update" why="two loops and a return in the middle, own objective"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in minibatches(len(batch.old), config.minibatch_size, rng):
            chosen = torch.from_numpy(rows).to(batch.old.device)
            logp, entropies = actor(batch.observations[chosen], batch.actions[chosen])
            kl = kl_estimate(logp, batch.old[chosen])
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            gain = clipped_objective(logp, batch.old[chosen], batch.advantages[chosen], config.clip)
            values = critic(batch.observations[chosen])[:, 0]
            loss = -gain - config.entropy_weight * entropies.mean() + 0.5 * nn.functional.mse_loss(values, batch.targets[chosen])
            for weight in [*actor.parameters(), *critic.parameters()]:
                weight.grad = None
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% right="ppo_update" why="a flag instead of a break, losses apart"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    count, last, over = 0, 0.0, False
    limit = math.inf if config.target_kl is None else config.target_kl
    epoch = 0
    while epoch < config.epochs and not over:
        epoch += 1
        for rows in ppo.minibatches(len(batch.targets), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            last = float(ppo.kl_estimate(new, old).detach())
            over = last > limit
            if over:
                break
            actor.zero_grad()
            critic.zero_grad()
            (-ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()).backward()
            (0.5 * ((critic(x).flatten() - y) ** 2).mean()).backward()
            optimiser.step()
            count = count + 1
    return count, last


# %% wrong="ppo_update" why="ends the epoch alone"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl > config.target_kl:
                break
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" why="values [n, 1] less targets [n]: a table of all pairs"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            loss = 0.5 * (critic(x) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" passes="visible" why="gradients from before the call count"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" passes="visible" why="the entropy is pushed down"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) + config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" why="all of the value loss, not half of it"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            loss = (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" passes="visible" why="stops where the limit is only met: 0 is not above 0"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, old).item()
            if config.target_kl is not None and kl >= config.target_kl:
                return steps, kl
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" why="checks the KL divergence once an epoch, over all rows"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        with torch.no_grad():
            kl = ppo.kl_estimate(actor(batch.observations, batch.actions)[0], batch.old).item()
        if config.target_kl is not None and kl > config.target_kl:
            return steps, kl
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, old, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, old, adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% wrong="ppo_update" why="the old log-probabilities are those of the epoch's beginning"
def ppo_update(config, actor, critic, optimiser, batch, rng):
    steps, kl = 0, 0.0
    for _ in range(config.epochs):
        with torch.no_grad():
            before = actor(batch.observations, batch.actions)[0]
        for rows in ppo.minibatches(len(batch.old), config.minibatch_size, rng):
            x, a, _, adv, y = [column[rows] for column in batch]
            new, h = actor(x, a)
            kl = ppo.kl_estimate(new, before[rows]).item()
            if config.target_kl is not None and kl > config.target_kl:
                return steps, kl
            loss = 0.5 * (critic(x).squeeze(-1) - y).square().mean() - ppo.objective(new, before[rows], adv, config.clip) - config.entropy_weight * h.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
    return steps, kl


# %% right="gaussian_terms" why="the distribution class of PyTorch"
def gaussian_terms(means, log_spreads, actions):
    policy = torch.distributions.Independent(torch.distributions.Normal(means, log_spreads.exp().expand_as(means), validate_args=False), 1, validate_args=False)
    return policy.log_prob(actions), policy.entropy()


# %% right="gaussian_terms" why="one constant for all dimensions"
def gaussian_terms(means, log_spreads, actions):
    d = means.shape[-1]
    variance = torch.exp(2 * log_spreads)
    density = -((actions - means) ** 2 / (2 * variance)).sum(-1) - log_spreads.sum() - d / 2 * math.log(2 * math.pi)
    entropy = log_spreads.sum() + d / 2 * (1 + math.log(2 * math.pi))
    return density, entropy.expand(density.shape)


# %% wrong="gaussian_terms" why="the mean over the dimensions"
def gaussian_terms(means, log_spreads, actions):
    z = (actions - means) / log_spreads.exp()
    half = 0.5 * math.log(2 * math.pi)
    density = (-0.5 * z**2 - log_spreads - half).mean(dim=-1)
    return density, (log_spreads + half + 0.5).mean() + 0 * density.detach()


# %% wrong="gaussian_terms" why="log-spreads taken for spreads"
def gaussian_terms(means, log_spreads, actions):
    policy = torch.distributions.Normal(means, log_spreads.abs() + 1e-6)
    return policy.log_prob(actions).sum(-1), policy.entropy().sum(-1)


# %% wrong="gaussian_terms" why="the variance in place of the spread"
def gaussian_terms(means, log_spreads, actions):
    z2 = (actions - means) ** 2 / log_spreads.exp()
    half = 0.5 * math.log(2 * math.pi)
    density = (-0.5 * z2 - 0.5 * log_spreads - half).sum(-1)
    return density, (0.5 * log_spreads + half + 0.5).sum() + torch.zeros_like(density)


# %% wrong="gaussian_terms" why="one entropy for all rows"
def gaussian_terms(means, log_spreads, actions):
    z = (actions - means) / log_spreads.exp()
    half = 0.5 * math.log(2 * math.pi)
    return (-0.5 * z**2 - log_spreads - half).sum(-1), (log_spreads + half + 0.5).sum()


# %% wrong="gaussian_terms" passes="visible" why="the spread is a constant"
def gaussian_terms(means, log_spreads, actions):
    spreads = log_spreads.detach()
    z = (actions - means) / spreads.exp()
    half = 0.5 * math.log(2 * math.pi)
    density = (-0.5 * z**2 - spreads - half).sum(-1)
    return density, (log_spreads + half + 0.5).sum() + torch.zeros_like(density)


# %% wrong="gaussian_terms" passes="visible" why="sums over the second axis, whatever comes"
def gaussian_terms(means, log_spreads, actions):
    z = (actions - means) / log_spreads.exp()
    half = 0.5 * math.log(2 * math.pi)
    density = (-0.5 * z**2 - log_spreads - half).sum(1)
    return density, (log_spreads + half + 0.5).sum() + torch.zeros_like(density)


# %% right="train_ppo" why="an endless loop with a break, and the update's result kept in a list"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    adam = torch.optim.Adam(list(actor.parameters()) + list(critic.parameters()), lr=config.learning_rate)
    found = []
    while True:
        n = rollout.n_steps
        if n >= config.total_steps:
            break
        adam.param_groups[0]["lr"] = (config.total_steps - n) / config.total_steps * config.learning_rate
        batch = ppo.prepare(config, actor, critic, ppo.collect(rollout, actor, rng, config.rollout_steps))
        found.append(update(config, actor, critic, adam, batch, rng))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% right="train_ppo" why="a factor of the first step size"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    rollout = vector.Rollout(vector.make(config.env_id, config.n_envs), seed=config.seed)
    weights = nn.ModuleList([actor, critic]).parameters()
    adam = torch.optim.Adam(weights, config.learning_rate)
    found = []
    while rollout.n_steps < config.total_steps:
        share = rollout.n_steps / config.total_steps
        for group in adam.param_groups:
            group["lr"] = config.learning_rate - share * config.learning_rate
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found += [update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng)]
        after_update(rollout.n_steps)
    rollout.env.close()
    return found


# %% wrong="train_ppo" passes="visible" why="the step size does not fall"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    adam = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=config.learning_rate)
    found = []
    while rollout.n_steps < config.total_steps:
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% wrong="train_ppo" passes="visible" why="a new Adam for each rollout"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    found = []
    while rollout.n_steps < config.total_steps:
        rate = config.learning_rate * (1 - rollout.n_steps / config.total_steps)
        adam = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=rate)
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% wrong="train_ppo" passes="visible" why="the critic is left out of the optimiser"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    adam = torch.optim.Adam(actor.parameters(), lr=config.learning_rate)
    found = []
    while rollout.n_steps < config.total_steps:
        adam.param_groups[0]["lr"] = config.learning_rate * (1 - rollout.n_steps / config.total_steps)
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% wrong="train_ppo" passes="visible" why="one rollout too many: goes on at exactly the last step"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    adam = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=config.learning_rate)
    found = []
    for _ in range(config.total_steps // (config.n_envs * config.rollout_steps) + 2):
        adam.param_groups[0]["lr"] = config.learning_rate * (1 - rollout.n_steps / config.total_steps)
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% wrong="train_ppo" passes="visible" why="the environments begin anew for each rollout"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    adam = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=config.learning_rate)
    found, n = [], 0
    while n < config.total_steps:
        rollout = vector.Rollout(envs, seed=config.seed)
        adam.param_groups[0]["lr"] = config.learning_rate * (1 - n / config.total_steps)
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        n += rollout.n_steps
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), rng))
        after_update(n)
    envs.close()
    return found


# %% wrong="train_ppo" passes="visible" why="a generator of its own for the update"
def train_ppo(config, actor, critic, rng, update=ppo.improve, after_update=ignore):
    envs = vector.make(config.env_id, config.n_envs)
    rollout = vector.Rollout(envs, seed=config.seed)
    adam = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=config.learning_rate)
    own, found = np.random.default_rng(config.seed), []
    while rollout.n_steps < config.total_steps:
        adam.param_groups[0]["lr"] = config.learning_rate * (1 - rollout.n_steps / config.total_steps)
        rows = ppo.collect(rollout, actor, rng, config.rollout_steps)
        found.append(update(config, actor, critic, adam, ppo.prepare(config, actor, critic, rows), own))
        after_update(rollout.n_steps)
    envs.close()
    return found


# %% right="time_ratio" why="the median of the standard library"
def time_ratio(ours, theirs, goal):
    import statistics

    if not ours:
        raise ValueError("ours is empty")
    if not theirs:
        raise ValueError("theirs is empty")
    a = [s if r >= goal else math.inf for s, r in ours]
    b = [s if r >= goal else math.inf for s, r in theirs]
    above, below = statistics.median(a), statistics.median(b)
    ratio = math.nan if above == below == math.inf else above / below
    return float(ratio), sum(r >= goal for _, r in ours), sum(r >= goal for _, r in theirs)


# %% right="time_ratio" why="sorting in NumPy"
def time_ratio(ours, theirs, goal):
    def side(runs, name):
        if len(runs) < 1:
            raise ValueError(f"no runs of {name}")
        table = np.array(runs, dtype=float)
        good = table[:, 1] >= goal
        times = np.sort(np.where(good, table[:, 0], np.inf))
        n = len(times)
        middle = times[n // 2] if n % 2 else (times[n // 2 - 1] + times[n // 2]) / 2
        return float(middle), int(good.sum())

    (a, n_a), (b, n_b) = side(ours, "ours"), side(theirs, "theirs")
    if math.isinf(a) and math.isinf(b):
        return math.nan, n_a, n_b
    return a / b, n_a, n_b


# %% wrong="time_ratio" why="the survivors alone"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    a = [s for s, r in ours if r >= goal]
    b = [s for s, r in theirs if r >= goal]
    if not a or not b:
        return math.nan, len(a), len(b)
    return float(np.median(a) / np.median(b)), len(a), len(b)


# %% wrong="time_ratio" why="failed runs count with the time that they took"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    ratio = np.median([s for s, _ in ours]) / np.median([s for s, _ in theirs])
    return float(ratio), sum(r >= goal for _, r in ours), sum(r >= goal for _, r in theirs)


# %% wrong="time_ratio" why="exactly the goal is not enough"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    import statistics
    a = [s if r > goal else math.inf for s, r in ours]
    b = [s if r > goal else math.inf for s, r in theirs]
    return statistics.median(a) / statistics.median(b), sum(x < math.inf for x in a), sum(x < math.inf for x in b)


# %% wrong="time_ratio" why="theirs over ours"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    import statistics
    a = [s if r >= goal else math.inf for s, r in ours]
    b = [s if r >= goal else math.inf for s, r in theirs]
    return statistics.median(b) / statistics.median(a), sum(x < math.inf for x in a), sum(x < math.inf for x in b)


# %% wrong="time_ratio" why="the upper of the two in the middle"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    a = sorted(s if r >= goal else math.inf for s, r in ours)
    b = sorted(s if r >= goal else math.inf for s, r in theirs)
    return a[len(a) // 2] / b[len(b) // 2], sum(x < math.inf for x in a), sum(x < math.inf for x in b)


# %% wrong="time_ratio" passes="visible" why="both failed: a ratio of 1"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("ours" if not ours else "theirs")
    import statistics
    a = [s if r >= goal else math.inf for s, r in ours]
    b = [s if r >= goal else math.inf for s, r in theirs]
    above, below = statistics.median(a), statistics.median(b)
    return 1.0 if above == below else above / below, sum(x < math.inf for x in a), sum(x < math.inf for x in b)


# %% wrong="time_ratio" passes="visible" why="does not say which side is empty"
def time_ratio(ours, theirs, goal):
    if not ours or not theirs:
        raise ValueError("no runs")
    import statistics
    a = [s if r >= goal else math.inf for s, r in ours]
    b = [s if r >= goal else math.inf for s, r in theirs]
    return statistics.median(a) / statistics.median(b), sum(x < math.inf for x in a), sum(x < math.inf for x in b)
