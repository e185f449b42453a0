# %% right="simulate_payouts" why="the hint: broadcasting over a second axis"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn((len(true_values), n_pulls), generator=generator, device=generator.device)
    return true_values[:, None] + noise

# %% right="simulate_payouts" why="torch.normal with the expanded means"
def simulate_payouts(true_values: torch.Tensor, n_pulls: int, generator: torch.Generator) -> torch.Tensor:
    means = true_values.unsqueeze(1).expand(-1, n_pulls)
    return torch.normal(means, 1.0, generator=generator)

# %% right="simulate_payouts" why="arm by arm in a comprehension, stacked"
def simulate_payouts(true_values, n_pulls, generator):
    return torch.stack(
        [value + torch.randn(n_pulls, generator=generator, device=true_values.device) for value in true_values]
    )

# %% right="simulate_payouts" why="fills an empty table in place with normal_, pulls on the first axis and transposed"
def simulate_payouts(true_values, n_pulls, generator):
    payouts = torch.empty((n_pulls, true_values.shape[0]), dtype=torch.float32, device=true_values.device)
    payouts.normal_(generator=generator)
    payouts.add_(true_values)
    return payouts.T

# %% wrong="simulate_payouts" why="noise from the global generator: 'All noise comes from the generator that is passed in'"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(len(true_values), n_pulls, device=true_values.device)
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="a new generator with the seed of the given one: two calls return the same noise, the given one is never used"
def simulate_payouts(true_values, n_pulls, generator):
    own = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    return true_values[:, None] + torch.randn((len(true_values), n_pulls), generator=own, device=own.device)

# %% wrong="simulate_payouts" why="uniform noise of variance 1; demanded is noise from N(0, 1)"
def simulate_payouts(true_values, n_pulls, generator):
    lots = torch.rand((len(true_values), n_pulls), generator=generator, device=generator.device)
    return true_values[:, None] + (lots - 0.5) * math.sqrt(12.0)

# %% wrong="simulate_payouts" why="the second half of the pulls mirrors the noise of the first: 'drawn afresh for every single pull'"
def simulate_payouts(true_values, n_pulls, generator):
    half = torch.randn((len(true_values), (n_pulls + 1) // 2), generator=generator, device=generator.device)
    noise = torch.cat([half, -half], dim=1)[:, :n_pulls]  # the means come out exactly right
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="one draw of noise for all arms, only shuffled anew for each arm: not 'drawn afresh for every single pull'"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(n_pulls, generator=generator, device=generator.device)
    rows = []
    for value in true_values:
        order = torch.randperm(n_pulls, generator=generator, device=generator.device)
        rows.append(value + noise[order])
    return torch.stack(rows)

# %% wrong="simulate_payouts" why="all arms share the noise of a pull: each payout has its own"
def simulate_payouts(true_values, n_pulls, generator):
    return true_values[:, None] + torch.randn(n_pulls, generator=generator, device=generator.device)

# %% wrong="simulate_payouts" why="reshape instead of transpose: rows do not belong to arms ('shape [n_arms, n_pulls]', each payout the arm's true value plus noise)"
def simulate_payouts(true_values, n_pulls, generator):
    payouts = true_values + torch.randn((n_pulls, len(true_values)), generator=generator, device=generator.device)
    return payouts.reshape(len(true_values), n_pulls)

# %% wrong="simulate_payouts" why="changes the caller's true_values (arguments are not changed): centres the noise on them pull by pull, in place"
def simulate_payouts(true_values, n_pulls, generator):
    payouts = torch.empty((len(true_values), n_pulls), device=true_values.device)
    means = true_values.clone()
    for pull in range(n_pulls):
        true_values.copy_(means)
        true_values += torch.randn(len(means), generator=generator, device=generator.device)
        payouts[:, pull] = true_values
    return payouts

# %% right="payout_figure" why="the hint: a list of rows, positions from 0, plot without a line"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms, showextrema=False)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none", color="black", label="mean")
    axes.set(xlabel="arm", ylabel="payout")
    axes.legend()
    return figure

# %% right="payout_figure" why="bare Figure, columns of the transposed table, dots by scatter, means by torch"
def payout_figure(payouts: torch.Tensor) -> Figure:
    n_arms = payouts.shape[0]
    fig = Figure(figsize=(8, 3.5))
    ax = fig.subplots()
    ax.violinplot(payouts.T.cpu().numpy(), positions=range(n_arms), widths=0.8)
    means = payouts.mean(dim=1).tolist()
    ax.scatter(range(n_arms), means, marker="D", s=20, c="crimson", zorder=3)
    ax.set_xticks(range(n_arms))
    ax.set_xlabel("Arm of the bandit")
    ax.set_ylabel("Reward")
    return fig

# %% right="payout_figure" why="one violin per call in a loop, coloured bodies from a colour map, markers joined by a thin line"
def payout_figure(payouts):
    rows = [row.detach().cpu().numpy() for row in payouts]
    figure, axes = plt.subplots(figsize=(9, 4))
    shades = plt.get_cmap("cividis")(np.linspace(0.2, 0.9, len(rows)))
    for arm, (row, shade) in enumerate(zip(rows, shades, strict=True)):
        for body in axes.violinplot([row], positions=[arm], showmeans=False, showextrema=False)["bodies"]:
            body.set_facecolor(shade)
            body.set_alpha(0.7)
    axes.plot(range(len(rows)), [float(row.mean()) for row in rows], color="black", marker="_", markersize=14, linewidth=0.4)
    plt.setp(axes, xlabel="arm", ylabel="payout of a pull", title="What each arm pays")
    return figure

# %% wrong="payout_figure" why="arms sorted by their mean: 'arm 0 has its violin at x = 0, arm 1 at x = 1'"
def payout_figure(payouts):
    order = payouts.mean(dim=1).argsort()
    table = payouts[order].cpu().numpy()
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="draws the first 100 pulls only: 'the payout distribution of each arm' and 'each arm's mean payout' are of all"
def payout_figure(payouts):
    table = payouts[:, :100].cpu().numpy()
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="outliers beyond two standard deviations are cut off: the violin is not the distribution of the arm's payouts"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    kept = [row[np.abs(row - row.mean()) <= 2 * row.std()] for row in table]
    figure, axes = plt.subplots()
    axes.violinplot(kept, positions=range(len(kept)), showextrema=False)
    axes.plot(range(len(kept)), table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="sorts the caller's payouts through the shared memory of .numpy() (arguments are not changed)"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    table.sort(axis=1)
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="violins begin at x = 1"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    figure, axes = plt.subplots()
    axes.violinplot(list(table))
    axes.plot(np.arange(1, len(table) + 1), table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="the markers show medians: 'each arm's mean payout'"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    arms = range(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, np.median(table, axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="markers in a second axes with a scale of its own: 'a figure with one axes'"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.set(xlabel="arm", ylabel="payout")
    other = axes.twinx()
    other.plot(arms, table.mean(axis=1), "o", linestyle="none", color="black")
    other.set_ylabel("mean payout")
    return figure

# %% wrong="payout_figure" why="violinplot of the table takes columns: one violin for each pull, not for each arm"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    figure, axes = plt.subplots()
    axes.violinplot(table, positions=range(table.shape[1]))
    axes.plot(range(len(table)), table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% right="update_estimates" why="rows and actions as a pair of indices"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1.0 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% right="update_estimates" why="gather and scatter_"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    chosen = actions.unsqueeze(1)
    new_counts = counts.gather(1, chosen) + 1
    counts.scatter_(1, chosen, new_counts)
    old = estimates.gather(1, chosen)
    rate = new_counts.float().reciprocal() if step_size is None else torch.full_like(old, step_size)
    estimates.scatter_(1, chosen, torch.lerp(old, rewards.unsqueeze(1), rate))

# %% right="update_estimates" why="boolean mask over the whole table, copy_ of torch.where"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    n_arms = estimates.shape[1]
    hit = torch.arange(n_arms, device=actions.device) == actions[:, None]  # [n_runs, n_arms]
    counts += hit
    if step_size is None:
        moved = estimates + (rewards[:, None] - estimates) / counts.clamp(min=1)
    else:
        moved = estimates + step_size * (rewards[:, None] - estimates)
    estimates.copy_(torch.where(hit, moved, estimates))

# %% right="update_estimates" why="plain loop over the runs with Python numbers"
def update_estimates(estimates, counts, actions, rewards, step_size=None) -> None:
    for run, (arm, reward) in enumerate(zip(actions.tolist(), rewards.tolist())):
        n = int(counts[run, arm]) + 1
        counts[run, arm] = n
        alpha = step_size if step_size is not None else 1 / n
        q = float(estimates[run, arm])
        estimates[run, arm] = q + alpha * (reward - q)

# %% wrong="update_estimates" why="the larger of step_size and 1/N: 'with alpha = step_size, or, where that is None, 1/N'"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1.0 / counts[rows, actions]
    if step_size is not None:
        alpha = alpha.clamp(min=step_size)
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="the first reward of an arm replaces the estimate even with a fixed step size"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    n = counts[rows, actions]
    alpha = 1.0 / n if step_size is None else torch.where(n == 1, 1.0, step_size)
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="reshape(-1) of a table that is not contiguous is a copy: the update is then not 'in place'"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    n_runs, n_arms = estimates.shape
    places = torch.arange(n_runs, device=actions.device) * n_arms + actions
    flat_counts, flat_estimates = counts.reshape(-1), estimates.reshape(-1)
    flat_counts[places] += 1
    alpha = 1.0 / flat_counts[places] if step_size is None else step_size
    flat_estimates[places] += alpha * (rewards - flat_estimates[places])

# %% wrong="update_estimates" why="a step size of 1 is taken for the default 1/N: legal is (0, 1], and 1 moves all the way"
def update_estimates(estimates, counts, actions, rewards, step_size=1):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    if step_size is None or step_size == 1:
        step_size = 1 / counts[rows, actions]
    estimates[rows, actions] += step_size * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="a reward of 0 is skipped as if there was none: 'Every run has chosen one arm and got one reward'"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    for run in range(len(actions)):
        arm, reward = int(actions[run]), float(rewards[run])
        if not reward:
            continue
        counts[run, arm] += 1
        alpha = step_size or 1 / float(counts[run, arm])
        estimates[run, arm] += alpha * (reward - float(estimates[run, arm]))

# %% wrong="update_estimates" why="counts stay with a fixed step size: 'in each run, the count of the chosen arm grows by one'"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    if step_size is None:
        counts[rows, actions] += 1
        step_size = 1 / counts[rows, actions]
    estimates[rows, actions] += step_size * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="writes the error into the caller's rewards: only estimates and counts change"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    rewards -= estimates[rows, actions]
    alpha = 1.0 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * rewards

# %% wrong="update_estimates" why="N is the number of all steps of the run, not of its chosen arm"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1.0 / counts.sum(dim=1) if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="binds new tensors: not in place"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    hit = torch.nn.functional.one_hot(actions, estimates.shape[1])
    counts = counts + hit
    alpha = 1.0 / counts.clamp(min=1) if step_size is None else step_size
    estimates = estimates + hit * alpha * (rewards[:, None] - estimates)

# %% right="epsilon_greedy" why="the hint: both answers, a coin for each run, torch.where"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    greedy = random_argmax(estimates, generator)
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    coin = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    return torch.where(coin, blind, greedy)

# %% right="epsilon_greedy" why="the probability of each arm as a table, and one multinomial draw per row"
def epsilon_greedy(estimates, epsilon, generator):
    best = (estimates == estimates.amax(dim=1, keepdim=True)).double()
    greedy = best / best.sum(dim=1, keepdim=True)
    policy = epsilon / estimates.shape[1] + (1.0 - epsilon) * greedy
    return torch.multinomial(policy, 1, generator=generator)[:, 0]

# %% right="epsilon_greedy" why="rows that explore see equal scores, random_argmax does the rest"
def epsilon_greedy(estimates, epsilon, generator):
    explores = torch.rand((len(estimates), 1), generator=generator, device=generator.device) < epsilon
    return random_argmax(estimates.masked_fill(explores, 0.0), generator)

# %% right="epsilon_greedy" why="bernoulli_ coins, random arms written over the greedy ones by a mask, own tie breaking by lots"
def epsilon_greedy(estimates: torch.Tensor, epsilon: float, generator: torch.Generator) -> torch.Tensor:
    n_runs, n_arms = estimates.size()
    lots = torch.empty_like(estimates).uniform_(generator=generator) + 1.0
    is_best = estimates == estimates.max(dim=1, keepdim=True).values
    arms = (lots * is_best).argmax(dim=1)
    coins = torch.empty(n_runs, device=estimates.device).bernoulli_(epsilon, generator=generator).bool()
    n_explore = int(coins.sum())
    arms[coins] = torch.randint(0, n_arms, (n_explore,), generator=generator, device=estimates.device)
    return arms

# %% wrong="epsilon_greedy" why="the coins come from the global generator: 'Where all randomness comes from'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    greedy = random_argmax(estimates, generator)
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(torch.rand(n_runs, device=estimates.device) < epsilon, blind, greedy)

# %% wrong="epsilon_greedy" why="squeeze() makes a single run's answer a number without axis: 'Arms, shape [n_runs]'"
def epsilon_greedy(estimates, epsilon, generator):
    best = (estimates == estimates.amax(dim=1, keepdim=True)).float()
    policy = epsilon / estimates.shape[1] + (1.0 - epsilon) * best / best.sum(dim=1, keepdim=True)
    return torch.multinomial(policy, 1, generator=generator).squeeze()

# %% wrong="epsilon_greedy" why="breaks ties by small noise, which also turns round arms that are close: 'one with the largest estimate'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    jitter = 1e-2 * torch.rand((n_runs, n_arms), generator=generator, device=estimates.device)
    greedy = (estimates + jitter).argmax(dim=1)
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon, blind, greedy)

# %% wrong="epsilon_greedy" why="breaks ties by noise added to the caller's table: 'not changed'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    estimates += 1e-5 * torch.rand((n_runs, n_arms), generator=generator, device=estimates.device)
    greedy = estimates.argmax(dim=1)
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon, blind, greedy)

# %% wrong="epsilon_greedy" why="estimates within 0.01 of the best count as ties: 'one with the largest estimate'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    near = torch.isclose(estimates, estimates.amax(dim=1, keepdim=True), rtol=0.0, atol=0.01)
    greedy = random_argmax(near.float(), generator)
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon, blind, greedy)

# %% wrong="epsilon_greedy" why="explores an exact share of the runs, the same number in each call: 'Each run tosses a coin of its own'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    arms = random_argmax(estimates, generator)
    order = torch.randperm(n_runs, generator=generator, device=estimates.device)[: round(epsilon * n_runs)]
    arms[order] = torch.randint(n_arms, (len(order),), generator=generator, device=estimates.device)
    return arms

# %% wrong="epsilon_greedy" why="one coin for all runs: 'Each run tosses a coin of its own'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    if float(torch.rand((), generator=generator, device=estimates.device)) < epsilon:
        return torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return random_argmax(estimates, generator)

# %% wrong="epsilon_greedy" why="argmax has a favourite among ties: 'with ties broken at random'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    blind = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    coin = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    return torch.where(coin, blind, estimates.argmax(dim=1))

# %% wrong="epsilon_greedy" why="exploring draws from the arms other than the greedy one: 'from all arms'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    greedy = random_argmax(estimates, generator)
    shift = torch.randint(1, n_arms, (n_runs,), generator=generator, device=estimates.device)
    coin = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    return torch.where(coin, (greedy + shift) % n_arms, greedy)

# %% wrong="epsilon_greedy" why="all exploring runs go to one and the same arm: 'each run that explores draws an arm of its own'"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    blind = torch.randint(n_arms, (1,), generator=generator, device=estimates.device)
    coin = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    return torch.where(coin, blind, random_argmax(estimates, generator))

# %% right="ucb_scores" why="torch.where around the formula"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts)
    return torch.where(counts == 0, math.inf, bounds)

# %% right="ucb_scores" why="counts clamped to 1 (a new tensor), masked_fill"
def ucb_scores(estimates, counts, step, c):
    tries = counts.clamp(min=1).to(estimates.dtype)
    bonus = (c * math.sqrt(math.log(step))) * tries.rsqrt()
    return (estimates + bonus).masked_fill(counts < 1, float("inf"))

# %% right="ucb_scores" why="starts from infinities and fills in the arms that were tried"
def ucb_scores(estimates: torch.Tensor, counts: torch.Tensor, step: int, c: float) -> torch.Tensor:
    scores = torch.full_like(estimates, torch.inf)
    tried = counts > 0
    scores[tried] = estimates[tried] + c * (math.log(step) / counts[tried]) ** 0.5
    return scores

# %% right="ucb_scores" why="lists and math, one arm after the other"
def ucb_scores(estimates, counts, step, c):
    def _bound(q, n):
        return math.inf if n == 0 else q + c * math.sqrt(math.log(step) / n)

    table = [[_bound(q, n) for q, n in zip(*rows)] for rows in zip(estimates.tolist(), counts.tolist())]
    return torch.tensor(table, dtype=torch.float32, device=estimates.device).reshape(estimates.shape)

# %% wrong="ucb_scores" why="writes infinities into the caller's estimates: 'not changed'"
def ucb_scores(estimates, counts, step, c):
    estimates[counts == 0] = math.inf
    return estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))

# %% wrong="ucb_scores" why="only one untried arm of each run gets infinity: '+inf for each arm that was never tried'"
def ucb_scores(estimates, counts, step, c):
    scores = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    fewest, arm = counts.min(dim=1)
    rows = torch.arange(len(counts), device=counts.device)[fewest == 0]
    scores[rows, arm[fewest == 0]] = math.inf
    return scores

# %% wrong="ucb_scores" why="N is summed over the runs: 'How often each arm was chosen' is a number of each run"
def ucb_scores(estimates, counts, step, c):
    tries = counts.sum(dim=0)
    bounds = estimates + c * torch.sqrt(math.log(step) / tries.clamp(min=1))
    return torch.where(tries == 0, math.inf, bounds)

# %% wrong="ucb_scores" why="an arm that is untried in one run becomes infinite in all runs"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    bounds[:, (counts == 0).any(dim=0)] = math.inf
    return bounds

# %% wrong="ucb_scores" why="leaves the untried arms to the division: NaN at the first step and for c = 0 ('whatever c and t are')"
def ucb_scores(estimates, counts, step, c):
    return estimates + c * torch.sqrt(math.log(step) / counts)

# %% wrong="ucb_scores" why="takes the number of all pulls of the run for t: t is the argument step"
def ucb_scores(estimates, counts, step, c):
    t = counts.sum(dim=1, keepdim=True).clamp(min=1)
    bounds = estimates + c * torch.sqrt(torch.log(t) / counts.clamp(min=1))
    return torch.where(counts == 0, math.inf, bounds)

# %% wrong="ucb_scores" why="a large number where infinity is promised"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    return torch.where(counts == 0, 1e9, bounds)

# %% wrong="ucb_scores" why="c under the root: the bonus is c times the root"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + torch.sqrt(c * math.log(step) / counts.clamp(min=1))
    return torch.where(counts == 0, math.inf, bounds)

# %% wrong="ucb_scores" why="counts of 0 are raised to 1 in the caller's table: 'not changed'"
def ucb_scores(estimates, counts, step, c):
    untried = counts == 0
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp_(min=1))
    return bounds.masked_fill(untried, math.inf)

# %% right="thompson_guesses" why="mean plus standard deviation times randn"
def thompson_guesses(estimates, counts, generator):
    mean = counts * estimates / (1 + counts)
    spread = 1.0 / torch.sqrt(1.0 + counts)
    return mean + spread * torch.randn(estimates.shape, generator=generator, device=estimates.device)

# %% right="thompson_guesses" why="torch.normal with a table of means and one of deviations"
def thompson_guesses(estimates: torch.Tensor, counts: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    precision = counts.to(torch.float32) + 1
    return torch.normal(estimates * counts / precision, precision.rsqrt(), generator=generator)

# %% right="thompson_guesses" why="normal_ on an empty table, changed in place step by step"
def thompson_guesses(estimates, counts, generator):
    total = counts * estimates  # sum of the rewards
    guesses = torch.empty_like(estimates).normal_(generator=generator)
    guesses /= (counts + 1) ** 0.5
    guesses += total / (counts + 1)
    return guesses

# %% right="thompson_guesses" why="shrinks the estimate by 1 - 1/(1+N), one row of noise after the other"
def thompson_guesses(estimates, counts, generator):
    variance = 1 / (1 + counts)
    noise = torch.stack(
        [torch.randn(estimates.shape[1], generator=generator, device=generator.device) for _ in estimates]
    )
    return estimates * (1 - variance) + variance.sqrt() * noise

# %% wrong="thompson_guesses" why="variance 1 / N (1 for untried arms) in the place of 1 / (1 + N)"
def thompson_guesses(estimates, counts, generator):
    mean = counts * estimates / (1 + counts)
    spread = 1.0 / torch.sqrt(counts.clamp(min=1).float())
    return mean + spread * torch.randn(estimates.shape, generator=generator, device=estimates.device)

# %% wrong="thompson_guesses" why="torch.distributions draws from the global generator: 'Where all randomness comes from'"
def thompson_guesses(estimates, counts, generator):
    precision = 1.0 + counts
    return torch.distributions.Normal(counts * estimates / precision, precision**-0.5).sample()

# %% wrong="thompson_guesses" why="adds the prior's observation to the caller's counts in place: 'not changed'"
def thompson_guesses(estimates, counts, generator):
    total = counts * estimates
    counts += 1
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return total / counts + noise / counts.sqrt()

# %% wrong="thompson_guesses" why="uniform noise of the right variance: the posterior is normal"
def thompson_guesses(estimates, counts, generator):
    lots = torch.rand(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + (lots - 0.5) * torch.sqrt(12.0 / (1 + counts))

# %% wrong="thompson_guesses" why="a generator made anew from the seed: each call repeats the same noise, the given one is not used"
def thompson_guesses(estimates, counts, generator):
    own = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    noise = torch.randn(estimates.shape, generator=own, device=own.device)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="the variance taken for the standard deviation"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + noise / (1 + counts)

# %% wrong="thompson_guesses" why="scatters around Q itself, not around N Q / (1 + N)"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return estimates + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="one noise for all arms of a run: 'Every guess gets noise of its own'"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn((len(estimates), 1), generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="the mean of the posterior comes from the first run's counts in all runs: each run has its own N"
def thompson_guesses(estimates, counts, generator):
    n = counts[0]
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return n * estimates / (1 + n) + noise / torch.sqrt(1.0 + n)

# %% right="cumulative_regret" why="the hint: gather with transposes, cumsum"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)

# %% right="cumulative_regret" why="fancy indexing broadcasts runs over steps"
def cumulative_regret(actions: torch.Tensor, true_values: torch.Tensor) -> torch.Tensor:
    runs = torch.arange(true_values.shape[0], device=true_values.device)
    best = true_values.max(dim=1).values
    lost = best - true_values[runs, actions]  # [n_steps, n_runs]
    return torch.cumsum(lost, 0)

# %% right="cumulative_regret" why="a running total, step by step, into a table of zeros"
def cumulative_regret(actions, true_values):
    best, _ = true_values.max(dim=1)
    regret = torch.zeros(actions.shape, dtype=torch.float32, device=actions.device)
    total = torch.zeros_like(best)
    for t, arms in enumerate(actions):
        total = total + best - true_values.gather(1, arms[:, None])[:, 0]
        regret[t] = total
    return regret

# %% right="cumulative_regret" why="NumPy in float64 with take_along_axis, back to float32 on the device"
def cumulative_regret(actions, true_values):
    values = true_values.detach().cpu().numpy().astype(np.float64)
    arms = actions.cpu().numpy()
    gaps = values.max(axis=1, keepdims=True) - values
    lost = np.take_along_axis(gaps[None, :, :], arms[:, :, None], axis=2)[:, :, 0]
    return torch.from_numpy(lost.cumsum(axis=0)).to(true_values.device, torch.float32)

# %% wrong="cumulative_regret" why="the best of the arms that the run chose, not 'the largest true value of this run'"
def cumulative_regret(actions, true_values):
    got = true_values.gather(1, actions.T)  # [n_runs, n_steps]
    best = got.amax(dim=1, keepdim=True)
    return (best - got).cumsum(dim=1).T

# %% wrong="cumulative_regret" why="the search for the largest value starts at 0: wrong where all arms of a run pay less than nothing"
def cumulative_regret(actions, true_values):
    best = torch.zeros(len(true_values), device=true_values.device)
    for arm in range(true_values.shape[1]):
        best = torch.maximum(best, true_values[:, arm])
    return (best[:, None] - true_values).gather(1, actions.T).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="guesses the axes from the lengths: wrong for as many steps as runs"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    index = actions if actions.shape[0] == true_values.shape[0] else actions.T
    return gaps.gather(1, index).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="turns the caller's true values into gaps in place (arguments are not changed)"
def cumulative_regret(actions, true_values):
    true_values -= true_values.amax(dim=1, keepdim=True)
    return -true_values.gather(1, actions.T).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="the largest value of all runs: the gap is against the largest 'of this run'"
def cumulative_regret(actions, true_values):
    gaps = true_values.max() - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="sums over the runs, not over the steps"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=1)

# %% wrong="cumulative_regret" why="up to the step but without it: 'up to and including this step'"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    lost = gaps.gather(1, actions.T).T
    return lost.cumsum(dim=0) - lost

# %% wrong="cumulative_regret" why="reshape where a transpose is needed: runs and steps are mixed"
def cumulative_regret(actions, true_values):
    n_steps, n_runs = actions.shape
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.reshape(n_runs, n_steps)).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="float64 where float32 is promised"
def cumulative_regret(actions, true_values):
    values = true_values.double()
    gaps = values.amax(dim=1, keepdim=True) - values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="a second visit to the same bad arm in a row is not charged again: 'the sum of the gaps' of all steps"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    lost = gaps.gather(1, actions.T).T.clone()
    lost[1:][actions[1:] == actions[:-1]] = 0.0
    return lost.cumsum(dim=0)

# %% right="cumulative_figure" why="pyplot, colours C0, C1, ... by number, legend on the right"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        lost = regrets[name].mean(dim=1).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name)
        right.plot(steps, lost, color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward (mean over runs)")
    right.set(xlabel="step", ylabel="cumulative regret (mean over runs)")
    right.legend()
    return figure

# %% right="cumulative_figure" why="bare Figure, colour map, cumsum of each run first and the mean last, helper for a panel"
def cumulative_figure(rewards: Mapping[str, torch.Tensor], regrets: Mapping[str, torch.Tensor]) -> Figure:
    names = list(rewards)
    palette = dict(zip(names, plt.get_cmap("turbo")(np.linspace(0.05, 0.95, len(names)))))

    def _panel(axes, tables, what):
        for name in names:
            curve = tables[name].mean(axis=1)
            axes.plot(range(1, len(curve) + 1), curve, color=palette[name], label=name, linewidth=1.5)
        axes.set_xlabel("step")
        axes.set_ylabel(f"cumulative {what}")
        axes.legend(fontsize=8)

    fig = Figure(figsize=(11, 4), layout="constrained")
    one, two = fig.subplots(1, 2)
    _panel(one, {name: table.cpu().numpy().astype(float).cumsum(axis=0) for name, table in rewards.items()}, "reward")
    _panel(two, {name: table.cpu().numpy() for name, table in regrets.items()}, "regret")
    return fig

# %% right="cumulative_figure" why="the right line takes its colour from the left one, itertools.accumulate, add_subplot"
def cumulative_figure(rewards, regrets):
    from itertools import accumulate

    figure = plt.figure(figsize=(9, 3.5))
    axes = [figure.add_subplot(1, 2, place) for place in (1, 2)]
    for name, table in rewards.items():
        means = [float(row.mean()) for row in table]
        steps = list(range(1, 1 + len(means)))
        (line,) = axes[0].plot(steps, list(accumulate(means)), label=name)
        axes[1].plot(steps, regrets[name].mean(1).tolist(), c=line.get_color(), label=name)
    for one, title in zip(axes, ("Cumulative reward", "Cumulative regret")):
        one.set(xlabel="Step", ylabel=title, title=title)
    axes[0].legend(loc="upper left")
    return figure

# %% wrong="cumulative_figure" why="sums the caller's rewards up in place (arguments are not changed)"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        paid = rewards[name].cumsum_(dim=0).mean(dim=1).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name)
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="left sorted by name, right in the given order: colours differ unless names are in alphabetical order"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in sorted(rewards):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        left.plot(np.arange(1, len(paid) + 1), paid, label=name)
    for name, regret in regrets.items():
        lost = regret.mean(dim=1).cpu().numpy()
        right.plot(np.arange(1, len(lost) + 1), lost, label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="medians over the runs: 'each as the mean over the runs'"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        paid = np.median(rewards[name].cpu().numpy().cumsum(axis=0), axis=1)
        lost = np.median(regrets[name].cpu().numpy(), axis=1)
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name)
        right.plot(steps, lost, color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="zip stops with the colours: from the sixth strategy on there is no line ('One line for each strategy')"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name, colour in zip(rewards, ["blue", "orange", "green", "red", "purple"]):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=colour, label=name)
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), color=colour, label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="changes the names to capital letters at the start: 'labelled with its name'"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name.title())
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), color=f"C{number}", label=name.title())
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="regrets are summed up once more, though they come as cumulative regrets"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        for axes, table in ((left, rewards[name]), (right, regrets[name])):
            curve = table.mean(dim=1).cumsum(dim=0).cpu().numpy()
            axes.plot(np.arange(1, len(curve) + 1), curve, color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="steps counted from 0: 'counted from 1'"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        left.plot(rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy(), color=f"C{number}", label=name)
        right.plot(regrets[name].mean(dim=1).cpu().numpy(), color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="the colour cycle goes on in the right axes: not 'the same colour on both sides'"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    colours = iter(plt.get_cmap("tab20")(range(20)))
    for name, table in rewards.items():
        paid = table.mean(dim=1).cumsum(dim=0).cpu().numpy()
        left.plot(np.arange(1, len(paid) + 1), paid, color=next(colours), label=name)
    for name, table in regrets.items():
        lost = table.mean(dim=1).cpu().numpy()
        right.plot(np.arange(1, len(lost) + 1), lost, color=next(colours), label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="sums over the runs: 'each as the mean over the runs'"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for number, name in enumerate(rewards):
        paid = rewards[name].sum(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name)
        right.plot(steps, regrets[name].sum(dim=1).cpu().numpy(), color=f"C{number}", label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% right="TirelessAgent" why="epsilon-greedy with a fixed step size, built on the student's own functions"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)
        self.counts = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards, step_size=0.2)

# %% right="TirelessAgent" why="Thompson sampling with a Kalman filter for each arm: beliefs drift back to the prior"
class TirelessAgent:
    keep = 0.99

    def __init__(self, n_runs: int, n_arms: int, generator: torch.Generator) -> None:
        self._rng = generator
        self._mean = torch.zeros(n_runs, n_arms, device=generator.device)
        self._variance = torch.ones(n_runs, n_arms, device=generator.device)

    def choose(self, step: int) -> torch.Tensor:
        _sample = torch.randn(self._mean.shape, generator=self._rng, device=self._mean.device)
        return (self._mean + self._variance.sqrt() * _sample).argmax(dim=1)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        arm = actions[:, None]
        mean, variance = self._mean.gather(1, arm), self._variance.gather(1, arm)
        gain = variance / (variance + 1.0)
        self._mean.scatter_(1, arm, mean + gain * (rewards[:, None] - mean))
        self._variance.scatter_(1, arm, (1 - gain) * variance)
        # tomorrow is like today, but for a little chance that all is new
        self._mean *= self.keep
        self._variance.mul_(self.keep**2).add_(1 - self.keep**2)

# %% right="TirelessAgent" why="discounted UCB: sums and counts fade away together"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        shape = (n_runs, n_arms)
        self.rng, self.fade = generator, 0.96
        self.sums, self.weights = (torch.zeros(shape, device=generator.device) for _ in "ab")

    def choose(self, step):
        bonus = 0.9 * torch.sqrt(1.0 / (self.weights + 1e-3))
        return random_argmax(self.sums / (self.weights + 1e-3) + bonus, self.rng)

    def learn(self, actions, rewards):
        self.sums *= self.fade
        self.weights *= self.fade
        rows = torch.arange(len(actions), device=actions.device)
        self.sums[rows, actions] += rewards
        self.weights[rows, actions] += 1.0

# %% right="TirelessAgent" why="each run watches for surprises and starts anew by itself; greedy from hope in between, loops replaced by masks"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator, self.shape = generator, (n_runs, n_arms)
        self.q = torch.full(self.shape, 0.0, device=generator.device)
        self.n = torch.zeros(self.shape, device=generator.device)
        self.alarm = torch.zeros(n_runs, device=generator.device)

    def _forget(self, who):
        self.q[who], self.n[who], self.alarm[who] = 0.0, 0.0, 0.0

    def choose(self, step):
        guesses = self.n * self.q / (1 + self.n) + torch.randn(
            self.shape, generator=self.generator, device=self.generator.device
        ) / torch.sqrt(1 + self.n)
        arms = guesses.argmax(dim=1)
        blind = torch.randint(self.shape[1], arms.shape, generator=self.generator, device=arms.device)
        coin = torch.rand(arms.shape, generator=self.generator, device=arms.device) < 0.05
        return torch.where(coin, blind, arms)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        tries, old = self.n[rows, actions], self.q[rows, actions]
        surprise = (rewards - old).abs() / torch.sqrt(1 + 1 / tries.clamp(min=1))
        self.alarm = torch.where(tries > 3, (self.alarm + surprise - 1.2).clamp(min=0), self.alarm)
        self.n[rows, actions] = (tries + 1).clamp(max=20)
        self.q[rows, actions] = old + (rewards - old) / self.n[rows, actions]
        self._forget(self.alarm > 5)

# %% wrong="TirelessAgent" why="chance from the global generator: 'all randomness comes from generator'"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        n_runs, n_arms = self.estimates.shape
        lots = 1e-6 * torch.rand_like(self.estimates)
        greedy = (self.estimates + lots).argmax(dim=1)
        blind = torch.randint(n_arms, (n_runs,), device=greedy.device)
        return torch.where(torch.rand(n_runs, device=greedy.device) < 0.1, blind, greedy)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.estimates[rows, actions] += 0.2 * (rewards - self.estimates[rows, actions])

# %% wrong="TirelessAgent" why="squeeze() takes the axis of a single run away: 'the arm of each run, shape [n_runs]'"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        best = (self.estimates == self.estimates.amax(dim=1, keepdim=True)).float()
        policy = 0.1 / best.shape[1] + 0.9 * best / best.sum(dim=1, keepdim=True)
        return torch.multinomial(policy, 1, generator=self.generator).squeeze()

    def learn(self, actions, rewards):
        rows = torch.arange(len(self.estimates), device=actions.device)
        self.estimates[rows, actions] += 0.2 * (rewards - self.estimates[rows, actions])

# %% wrong="TirelessAgent" why="the tables belong to the class: 'Two agents know nothing of each other'"
class TirelessAgent:
    tables = {}

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        if (n_runs, n_arms) not in self.tables:
            self.tables[n_runs, n_arms] = (
                torch.zeros((n_runs, n_arms), device=generator.device),
                torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device),
            )
        self.estimates, self.counts = self.tables[n_runs, n_arms]

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards, 0.2)

# %% wrong="TirelessAgent" why="tables of N_ARMS columns: the argument n_arms is the number of arms (five in one test)"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, N_ARMS), device=generator.device)
        self.counts = torch.zeros((n_runs, N_ARMS), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards, 0.2)

# %% wrong="TirelessAgent" why="all runs start anew when the mean reward of all runs falls: 'The runs are different bandits', and they do not all change at the same steps"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)
        self.counts = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)
        self.usual = 0.0

    def choose(self, step):
        return random_argmax(thompson_guesses(self.estimates, self.counts, self.generator), self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards)
        now = float(rewards.mean())
        if now < self.usual - 0.5:
            self.estimates.zero_()
            self.counts.zero_()
            self.usual = now
        self.usual += 0.1 * (now - self.usual)

# %% wrong="TirelessAgent" why="writes the error into the rewards that it is told (arguments are not changed)"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        rewards -= self.estimates.gather(1, actions[:, None]).squeeze(1)
        self.estimates.scatter_add_(1, actions[:, None], 0.2 * rewards[:, None])

# %% wrong="TirelessAgent" why="means of all rewards: it does not forget, 'at most 0.7' is not reached"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)
        self.counts = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards)

# %% wrong="TirelessAgent" why="its own generator with a fixed seed: two agents with different generators draw the same, 'all randomness comes from generator'"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = torch.Generator(generator.device).manual_seed(0)
        self.estimates = torch.zeros((n_runs, n_arms), device=generator.device)
        self.counts = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards, 0.2)

# %% right="learning_curve" why="moving_average of the library on each column, np.quantile"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T], axis=1)  # [n_steps, n_runs]
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25, label="10 % to 90 % of the runs")
    axes.set(xlabel="step", ylabel=f"reward (mean of {window} steps)")
    axes.legend()
    return figure

# %% right="learning_curve" why="vectorised by cumulative sums in float64, bare Figure"
def learning_curve(rewards: torch.Tensor, window: int, name: str) -> Figure:
    total = rewards.cpu().double().cumsum(dim=0)
    before = torch.zeros_like(total)
    before[window:] = total[:-window]
    steps = torch.arange(1, len(total) + 1)
    smooth = ((total - before) / steps.clamp(max=window)[:, None]).numpy()
    x = steps.numpy()
    fig = Figure(figsize=(7, 3.5))
    ax = fig.add_subplot()
    ax.fill_between(x, np.percentile(smooth, 10, axis=1), np.percentile(smooth, 90, axis=1), color="0.8", label="middle 80 %")
    ax.plot(x, smooth.mean(axis=1), color="tab:red", lw=2, label=name)
    ax.set_xlabel("Step")
    ax.set_ylabel("Smoothed reward")
    ax.legend(loc="lower right")
    return fig

# %% right="learning_curve" why="slices in a loop, statistics step by step into lists"
def learning_curve(rewards, window, name):
    table = rewards.detach().cpu().numpy().astype(np.float64)
    n_steps = table.shape[0]
    middle, low, high = [], [], []
    for t in range(1, n_steps + 1):
        latest = table[max(0, t - window) : t].mean(axis=0)
        middle.append(latest.mean())
        low.append(np.quantile(latest, 0.1))
        high.append(np.quantile(latest, 0.9))
    figure, axes = plt.subplots(figsize=(8, 4))
    [line] = axes.plot(range(1, n_steps + 1), middle, linewidth=2)
    band = axes.fill_between(range(1, n_steps + 1), low, high, color=line.get_color(), alpha=0.2, linewidth=0)
    axes.set(xlabel="step", ylabel="mean reward", title=f"learning curve of {name}")
    axes.legend([line, band], [name, "four of five runs"])
    return figure

# %% right="learning_curve" why="apply_along_axis with a convolution, legend at the figure, colour by the cycle"
def learning_curve(rewards, window, name):
    def _smooth(run):
        sums = np.convolve(run, np.ones(window), mode="full")[: len(run)]
        return sums / np.minimum(np.arange(len(run)) + 1, window)

    runs = np.apply_along_axis(_smooth, 0, rewards.cpu().numpy().astype(float))
    t = 1 + np.arange(runs.shape[0])
    figure = plt.figure()
    axes = figure.subplots()
    axes.fill_between(t, np.quantile(runs, 0.1, axis=-1), np.quantile(runs, 0.9, axis=-1), alpha=0.3)
    axes.plot(t, runs.mean(-1), label=name)
    axes.set(xlabel="step", ylabel="reward")
    figure.legend(loc="upper right")
    return figure

# %% wrong="learning_curve" why="one reward too many in the window: 'the mean of the last window rewards'"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.array([table[max(0, t - window) : t + 1].mean(axis=0) for t in range(len(table))])
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the mean of all rewards so far, the window is not used"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    steps = np.arange(1, len(table) + 1)
    smooth = table.cumsum(axis=0) / steps[:, None]
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="exponential average with rate 1 / window, not the mean of the last window rewards"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.array(table, dtype=float)
    for t in range(1, len(smooth)):
        smooth[t] = smooth[t - 1] + (smooth[t] - smooth[t - 1]) / window
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="smooths in the caller's memory through .cpu().numpy() (arguments are not changed)"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    for run in range(table.shape[1]):
        table[:, run] = plots.moving_average(table[:, run], window)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, table.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(table, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="a window longer than the run crashes: legal is any window of at least 1 ('of as many as there are')"
def learning_curve(rewards, window, name):
    from numpy.lib.stride_tricks import sliding_window_view

    table = rewards.cpu().numpy()
    start = [table[: t + 1].mean(axis=0) for t in range(window - 1)]
    rest = sliding_window_view(table, window, axis=0).mean(axis=-1)
    smooth = np.array([*start, *rest])
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="quantiles first, then smoothed: 'Smooth first, then take the quantiles'"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    low, high = (plots.moving_average(np.quantile(table, q, axis=1), window) for q in (0.1, 0.9))
    middle = plots.moving_average(table.mean(axis=1), window)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, middle, label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the band is the 95 % interval of the mean, not the quantiles over the runs"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.array([plots.moving_average(run, window) for run in table.T])  # [n_runs, n_steps]
    figure, axes = plt.subplots()
    plots.curve_with_interval(axes, np.arange(1, len(table) + 1), smooth, label=name)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the window is centred: 'the mean of the last window rewards'"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    half = window // 2
    smooth = np.array([table[max(0, t - half) : t + half + 1].mean(axis=0) for t in range(len(table))])
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="no legend, the name stands in the title alone"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T], axis=1)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1))
    axes.fill_between(steps, *np.quantile(smooth, [0.1, 0.9], axis=1), alpha=0.25)
    axes.set(xlabel="step", ylabel="reward", title=name)
    return figure

# %% wrong="learning_curve" why="the line is the median over the runs: 'the mean over the runs of the smoothed rewards'"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T], axis=1)
    low, middle, high = np.quantile(smooth, [0.1, 0.5, 0.9], axis=1)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, middle, label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure
