# %% right="simulate_payouts" why="one randn table plus a column of true values"
def simulate_payouts(
    true_values: torch.Tensor, n_pulls: int, generator: torch.Generator
) -> torch.Tensor:
    """Pull each arm of a bandit many times."""
    noise = torch.randn(
        (len(true_values), n_pulls), generator=generator, device=generator.device
    )
    return true_values.unsqueeze(1) + noise

# %% right="simulate_payouts" why="torch.normal with a table of means, expanded"
def simulate_payouts(true_values, n_pulls, generator):
    mean = true_values[:, None].expand(-1, n_pulls)
    return torch.normal(mean, torch.ones_like(mean), generator=generator)

# %% right="simulate_payouts" why="loops over the pulls, one column at a time, and writes into an empty table"
def simulate_payouts(true_values, n_pulls, generator):
    n_arms = true_values.shape[0]
    payouts = torch.empty(n_arms, n_pulls, device=generator.device)
    for pull in range(n_pulls):
        noise = torch.randn(n_arms, generator=generator, device=generator.device)
        payouts[:, pull] = true_values + noise
    return payouts

# %% right="simulate_payouts" why="fills an empty tensor in place with normal_ and adds the transposed repeat"
def simulate_payouts(true_values, n_pulls, generator):
    base = true_values.repeat(n_pulls, 1).T
    _noise = torch.empty(base.shape, device=base.device).normal_(generator=generator)
    return torch.add(base, _noise)

# %% wrong="simulate_payouts" why="noise is the same for all arms, not drawn afresh for every single pull"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(n_pulls, generator=generator, device=generator.device)
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="noise comes from the global generator, not from the generator that is passed in"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(len(true_values), n_pulls, device=generator.device)
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="seeds a generator of its own from the seed of the one given: it makes no generator of its own; two calls give the same noise"
def simulate_payouts(true_values, n_pulls, generator):
    own = torch.Generator(generator.device).manual_seed(generator.initial_seed())
    noise = torch.randn(
        (len(true_values), n_pulls), generator=own, device=generator.device
    )
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="unsqueeze_ gives the caller's true_values a second axis: arguments are not changed"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(
        len(true_values), n_pulls, generator=generator, device=generator.device
    )
    return true_values.unsqueeze_(1) + noise

# %% wrong="simulate_payouts" why="result is float64, the docstring says float32"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(
        (len(true_values), n_pulls),
        generator=generator,
        device=generator.device,
        dtype=torch.float64,
    )
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="noise is made to have mean 0 and variance 1 in each row exactly, so pulls are not independent draws from N(0, 1) (and one pull is nan)"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn(
        (len(true_values), n_pulls), generator=generator, device=generator.device
    )
    noise = (noise - noise.mean(dim=1, keepdim=True)) / noise.std(dim=1, keepdim=True)
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="uniform noise with variance 1 in the place of noise from N(0, 1)"
def simulate_payouts(true_values, n_pulls, generator):
    u = torch.rand(
        (len(true_values), n_pulls), generator=generator, device=generator.device
    )
    noise = (u - 0.5) * math.sqrt(12)
    return true_values[:, None] + noise

# %% wrong="simulate_payouts" why="draws half of the noise and uses its mirror image for the rest: not drawn afresh for every single pull, and odd n_pulls loses a column"
def simulate_payouts(true_values, n_pulls, generator):
    half = torch.randn(
        (len(true_values), n_pulls // 2), generator=generator, device=generator.device
    )
    noise = torch.cat([half, -half], dim=1)
    return true_values[:, None] + noise

# %% right="payout_figure" why="plt.subplots, list of rows, positions by range, markers with plot"
def payout_figure(payouts: torch.Tensor) -> Figure:
    """Draw the distribution of each arm's payouts as a violin, and the means."""
    table = payouts.cpu().numpy()
    arms = np.arange(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms, showextrema=False)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none", color="black")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% right="payout_figure" why="bare Figure, one violinplot call for each arm, means as a scatter"
def payout_figure(payouts):
    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    rows = [row.tolist() for row in payouts]
    for arm, row in enumerate(rows):
        parts = axes.violinplot([row], positions=[arm], widths=0.8)
        for body in parts["bodies"]:
            body.set_facecolor("teal")
    axes.scatter(range(len(rows)), [sum(r) / len(r) for r in rows], color="k", zorder=3)
    axes.set_xlabel("arm number")
    axes.set_ylabel("reward")
    return figure

# %% right="payout_figure" why="passes the transposed table (its columns are the arms), means from torch joined by a thin line"
def payout_figure(payouts):
    data = payouts.detach().cpu()
    n_arms = data.shape[0]
    fig = plt.figure()
    ax = fig.add_axes((0.12, 0.14, 0.84, 0.8))
    ax.violinplot(data.T.numpy(), positions=range(n_arms), showmedians=True)
    ax.plot(data.mean(dim=1).numpy(), marker="D", linewidth=0.8, label="mean payout")
    ax.legend()
    ax.set_xlabel("arm a")
    ax.set_ylabel("payout of a pull")
    ax.set_xticks(range(n_arms))
    return fig

# %% right="payout_figure" why="labels say action (the text's other word for arm) and reward; the statement only says that both axes have labels"
def payout_figure(payouts):
    rows = [np.asarray(row.cpu()) for row in payouts.unbind(0)]
    figure, axes = plt.subplots(layout="constrained")
    where = list(range(len(rows)))
    axes.violinplot(rows, where)
    axes.plot(where, [row.mean() for row in rows], "ko", ls="")
    axes.set(xlabel="action $a$", ylabel="reward", title="What each action pays")
    return figure

# %% wrong="payout_figure" why="violins and markers begin at x = 1; only the tick labels say 0"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    n = len(table)
    figure, axes = plt.subplots()
    axes.violinplot(list(table))
    axes.plot(range(1, n + 1), table.mean(axis=1), "o", linestyle="none")
    axes.set_xticks(range(1, n + 1), [str(arm) for arm in range(n)])
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="positions by linspace(0, 1): right for two arms only; arm 1 at x = 1 and so on"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    places = np.linspace(0, 1, len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=places, widths=0.8 / len(table))
    axes.plot(places, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="sorts the arms by their mean, so arm 0 does not have its violin at x = 0"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    table = table[table.mean(axis=1).argsort()]
    arms = range(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="sorts each row in place in memory that it shares with the caller's tensor: arguments are not changed"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    table.sort(axis=1)
    arms = range(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="markers at the medians, not at each arm's mean payout"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    arms = range(len(table))
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=arms)
    axes.plot(arms, np.median(table, axis=1), "o", linestyle="none", label="mean")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="gives the table as it is, so the violins show columns (pulls) and not arms"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    figure, axes = plt.subplots()
    axes.violinplot(table, positions=range(table.shape[1]))
    axes.plot(range(len(table)), table.mean(axis=1), "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="showmeans draws bars, no markers at each arm's mean payout"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    figure, axes = plt.subplots()
    axes.violinplot(list(table), positions=range(len(table)), showmeans=True)
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% wrong="payout_figure" why="draws two arms whatever comes: arm 0 at 0, arm 1 at 1, and so on"
def payout_figure(payouts):
    table = payouts.cpu().numpy()
    figure, axes = plt.subplots()
    axes.violinplot([table[0], table[1]], positions=[0, 1])
    axes.plot([0, 1], [table[0].mean(), table[1].mean()], "o", linestyle="none")
    axes.set(xlabel="arm", ylabel="payout")
    return figure

# %% right="update_estimates" why="advanced indexing with rows"
def update_estimates(
    estimates: torch.Tensor,
    counts: torch.Tensor,
    actions: torch.Tensor,
    rewards: torch.Tensor,
    step_size: float | None = None,
) -> None:
    """Take one reward of each run into account, in place."""
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% right="update_estimates" why="gather and scatter_add_"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    chosen = actions[:, None]
    counts.scatter_add_(1, chosen, torch.ones_like(chosen))
    errors = rewards[:, None] - estimates.gather(1, chosen)
    if step_size is None:
        errors = errors / counts.gather(1, chosen)
    else:
        errors = errors * step_size
    estimates.scatter_add_(1, chosen, errors)

# %% right="update_estimates" why="one-hot mask over the whole tables, in place by add_ and where"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    hot = torch.arange(estimates.shape[1], device=actions.device) == actions[:, None]
    counts.add_(hot.long())
    alpha = step_size or 1.0 / counts.clamp(min=1)
    moved = estimates + alpha * (rewards[:, None] - estimates)
    estimates.copy_(torch.where(hot, moved, estimates))

# %% right="update_estimates" why="plain loop over the runs, convex combination"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    for run, arm in enumerate(actions.tolist()):
        counts[run, arm] += 1
        share = step_size if step_size is not None else 1 / int(counts[run, arm])
        estimates[run, arm] = (1 - share) * estimates[run, arm] + share * rewards[run]

# %% wrong="update_estimates" why="the old count in the denominator: alpha = 1/N with the new count"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    if step_size is None:
        alpha = 1 / counts[rows, actions].clamp(min=1)
    else:
        alpha = step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])
    counts[rows, actions] += 1

# %% wrong="update_estimates" why="with a step size it takes the larger of it and 1/N, but alpha = step_size"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions]
    if step_size is not None:
        alpha = alpha.clamp(min=step_size)
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="the first reward of an arm replaces the estimate even with a step size (optimistic initial values are lost): it moves to Q + alpha (R - Q)"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    n, old = counts[rows, actions], estimates[rows, actions]
    alpha = 1.0 / n if step_size is None else step_size
    new = old + alpha * (rewards - old)
    estimates[rows, actions] = torch.where(n == 1, rewards, new)

# %% wrong="update_estimates" why="the divisor is capped at 100, so None does not keep the mean of all rewards"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    if step_size is None:
        step_size = 1.0 / counts[rows, actions].clamp(max=100)
    estimates[rows, actions] += step_size * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="counts grow only where no step size is given: the count of the chosen arm grows by one in each run"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    alpha = step_size
    if step_size is None:
        counts[rows, actions] += 1
        alpha = 1 / counts[rows, actions]
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="rebinds the name estimates: not changed in place"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    chosen = actions[:, None]
    counts.scatter_add_(1, chosen, torch.ones_like(chosen))
    old = estimates.gather(1, chosen)
    alpha = step_size if step_size is not None else 1 / counts.gather(1, chosen)
    estimates = estimates.scatter(1, chosen, old + alpha * (rewards[:, None] - old))

# %% wrong="update_estimates" why="computes the error in the caller's rewards: rewards are changed"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    rewards -= estimates[rows, actions]
    if step_size is None:
        rewards /= counts[rows, actions]
    else:
        rewards *= step_size
    estimates[rows, actions] += rewards

# %% wrong="update_estimates" why="divides by the number of steps of the run (all arms together), not by the arm's own new count"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts.sum(dim=1) if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% wrong="update_estimates" why="the step size shrinks with the count too: alpha = step_size, whatever N"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = (step_size or 1.0) / counts[rows, actions]
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])

# %% right="epsilon_greedy" why="prepares both answers, coin by torch.where, with the given random_argmax"
def epsilon_greedy(
    estimates: torch.Tensor, epsilon: float, generator: torch.Generator
) -> torch.Tensor:
    """Choose an arm in each run."""
    n_runs, n_arms = estimates.shape
    greedy = random_argmax(estimates, generator)
    anything = torch.randint(
        n_arms, (n_runs,), generator=generator, device=generator.device
    )
    coin = torch.rand(n_runs, generator=generator, device=generator.device) < epsilon
    return torch.where(coin, anything, greedy)

# %% right="epsilon_greedy" why="table of probabilities and one multinomial draw"
def epsilon_greedy(estimates, epsilon, generator):
    is_best = (estimates == estimates.max(dim=1, keepdim=True).values).double()
    share = is_best / is_best.sum(dim=1, keepdim=True)
    probabilities = (1 - epsilon) * share + epsilon / estimates.shape[1]
    return torch.multinomial(probabilities, 1, generator=generator)[:, 0]

# %% right="epsilon_greedy" why="exploring runs see a table of zeros: one call of random_argmax does both"
def epsilon_greedy(estimates, epsilon, generator):
    coin = torch.rand(
        len(estimates), 1, generator=generator, device=estimates.device
    ) < epsilon
    return random_argmax(
        torch.where(coin, torch.zeros_like(estimates), estimates), generator
    )

# %% right="epsilon_greedy" why="plain loop over the runs, each with its own coin and its own draw"
def epsilon_greedy(estimates, epsilon, generator):
    def _draw(n):
        where = generator.device
        return int(torch.randint(n, (1,), generator=generator, device=where))

    chosen = []
    for row in estimates.tolist():
        if torch.rand(1, generator=generator, device=generator.device).item() < epsilon:
            chosen.append(_draw(len(row)))
        else:
            best = [arm for arm, value in enumerate(row) if value == max(row)]
            chosen.append(best[_draw(len(best))])
    return torch.tensor(chosen, dtype=torch.int64, device=estimates.device)

# %% wrong="epsilon_greedy" why="one coin for all runs: each run tosses a coin of its own"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    if torch.rand(1, generator=generator, device=generator.device).item() < epsilon:
        return torch.randint(
            n_arms, (n_runs,), generator=generator, device=generator.device
        )
    return random_argmax(estimates, generator)

# %% wrong="epsilon_greedy" why="exactly round(epsilon n_runs) runs explore, chosen by lot: each run tosses a coin of its own (one run alone never explores at 0.3)"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    arms = random_argmax(estimates, generator)
    n_explorers = round(epsilon * n_runs)
    order = torch.randperm(n_runs, generator=generator, device=generator.device)
    arms[order[:n_explorers]] = torch.randint(
        n_arms, (n_explorers,), generator=generator, device=generator.device
    )
    return arms

# %% wrong="epsilon_greedy" why="isclose takes nearly equal estimates for ties: otherwise choose one with the largest estimate"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    best = torch.isclose(estimates, estimates.amax(dim=1, keepdim=True), rtol=1e-3)
    greedy = torch.multinomial(best.float(), 1, generator=generator).squeeze(1)
    free = torch.randint(n_arms, (n_runs,), generator=generator, device=where)
    coin = torch.rand(n_runs, generator=generator, device=where) < epsilon
    return torch.where(coin, free, greedy)

# %% wrong="epsilon_greedy" why="breaks ties by noise that is added to the estimates in place: estimates are not changed"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    estimates += 1e-4 * torch.rand(
        estimates.shape, generator=generator, device=where
    )
    greedy = estimates.argmax(dim=1)
    free = torch.randint(n_arms, (n_runs,), generator=generator, device=where)
    coin = torch.rand(n_runs, generator=generator, device=where) < epsilon
    return torch.where(coin, free, greedy)

# %% wrong="epsilon_greedy" why="explores among the arms that are not the best: choose an arm at random from all arms"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs = len(estimates)
    greedy = random_argmax(estimates, generator)
    others = torch.rand(estimates.shape, generator=generator, device=generator.device)
    others.scatter_(1, greedy[:, None], -1.0)
    coin = torch.rand(n_runs, generator=generator, device=generator.device) < epsilon
    return torch.where(coin, others.argmax(dim=1), greedy)

# %% wrong="epsilon_greedy" why="one random arm for all exploring runs: each run that explores draws an arm of its own"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    free = torch.randint(n_arms, (1,), generator=generator, device=where)
    coin = torch.rand(n_runs, generator=generator, device=where) < epsilon
    return torch.where(coin, free, random_argmax(estimates, generator))

# %% wrong="epsilon_greedy" why="the coin is tossed with the global generator: generator is where all randomness comes from"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    free = torch.randint(
        n_arms, (n_runs,), generator=generator, device=estimates.device
    )
    coin = torch.rand(n_runs, device=estimates.device) < epsilon
    return torch.where(coin, free, random_argmax(estimates, generator))

# %% wrong="epsilon_greedy" why="argmax has a favourite: ties broken at random"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    free = torch.randint(n_arms, (n_runs,), generator=generator, device=where)
    coin = torch.rand(n_runs, generator=generator, device=where) < epsilon
    return torch.where(coin, free, estimates.argmax(dim=1))

# %% wrong="epsilon_greedy" why="ties are shared by one permutation of the arms for all runs, so all runs have the same favourite in one call"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    order = torch.randperm(n_arms, generator=generator, device=where)
    greedy = order[estimates[:, order].argmax(dim=1)]
    free = torch.randint(n_arms, (n_runs,), generator=generator, device=where)
    coin = torch.rand(n_runs, generator=generator, device=where) < epsilon
    return torch.where(coin, free, greedy)

# %% wrong="epsilon_greedy" why="draws from a generator of its own with the seed of the one given, so each call repeats the same coins: it makes no generator of its own, seeds none"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    where = generator.device
    own = torch.Generator(where).manual_seed(generator.initial_seed())
    free = torch.randint(n_arms, (n_runs,), generator=own, device=where)
    coin = torch.rand(n_runs, generator=own, device=where) < epsilon
    return torch.where(coin, free, random_argmax(estimates, own))

# %% right="ucb_scores" why="torch.where with the untried arms named"
def ucb_scores(
    estimates: torch.Tensor, counts: torch.Tensor, step: int, c: float
) -> torch.Tensor:
    """Return the upper confidence bound of each arm."""
    bonus = c * torch.sqrt(math.log(step) / counts)
    return torch.where(counts == 0, math.inf, estimates + bonus)

# %% right="ucb_scores" why="clamped counts and masked_fill"
def ucb_scores(estimates, counts, step, c):
    tries = counts.clamp(min=1).to(estimates.dtype)
    bounds = estimates + c * math.sqrt(math.log(step)) * tries.rsqrt()
    return bounds.masked_fill(counts < 1, float("inf"))

# %% right="ucb_scores" why="starts from a table of infinities and fills in the tried arms by boolean indexing"
def ucb_scores(estimates, counts, step, c):
    bounds = torch.full_like(estimates, float("inf"))
    tried = counts > 0
    bounds[tried] = estimates[tried] + c * (math.log(step) / counts[tried]) ** 0.5
    return bounds

# %% right="ucb_scores" why="nan_to_num maps 0/0 and 0 times infinity to infinity, and keeps infinity"
def ucb_scores(estimates, counts, step, c):
    width = (torch.full_like(estimates, math.log(step)) / counts).sqrt()
    return torch.nan_to_num(estimates + c * width, nan=math.inf, posinf=math.inf)

# %% wrong="ucb_scores" why="lets the division make the infinities: NaN at step 1 and with c = 0; infinity whatever c and t are"
def ucb_scores(estimates, counts, step, c):
    return estimates + c * torch.sqrt(math.log(step) / counts)

# %% wrong="ucb_scores" why="an arm that was never tried in the first run counts as untried in all runs: infinity for each arm that was never tried, run by run"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    bounds[:, counts[0] == 0] = math.inf
    return bounds

# %% wrong="ucb_scores" why="an arm that any run never tried is infinite in all runs"
def ucb_scores(estimates, counts, step, c):
    untried = (counts == 0).any(dim=0)
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    return torch.where(untried, math.inf, bounds)

# %% wrong="ucb_scores" why="writes the infinities into the caller's estimates: not changed"
def ucb_scores(estimates, counts, step, c):
    estimates.masked_fill_(counts == 0, math.inf)
    return estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))

# %% wrong="ucb_scores" why="replaces zero counts in place by 1: counts are not changed"
def ucb_scores(estimates, counts, step, c):
    untried = counts == 0
    bonus = c * torch.sqrt(math.log(step) / counts.clamp_(min=1))
    return torch.where(untried, math.inf, estimates + bonus)

# %% wrong="ucb_scores" why="a huge finite number in the place of infinity"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(min=1))
    return torch.where(counts == 0, 1e9, bounds)

# %% wrong="ucb_scores" why="nan_to_num without posinf turns infinity into the largest float: infinite for arms that were never chosen"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts)
    return torch.nan_to_num(bounds, nan=math.inf)

# %% wrong="ucb_scores" why="computes in float64 and returns it: bounds are float32"
def ucb_scores(estimates, counts, step, c):
    bonus = c * torch.sqrt(math.log(step) / counts.double())
    return torch.where(counts == 0, math.inf, estimates + bonus)

# %% wrong="ucb_scores" why="N of all runs together in the denominator: the arm's own N in its run"
def ucb_scores(estimates, counts, step, c):
    tries = counts.sum(dim=0, keepdim=True)
    bonus = c * torch.sqrt(math.log(step) / tries.clamp(min=1))
    return torch.where(counts == 0, math.inf, estimates + bonus)

# %% wrong="ucb_scores" why="log of step + 1, to be safe at the first step: the formula says ln t"
def ucb_scores(estimates, counts, step, c):
    bonus = c * torch.sqrt(math.log(step + 1) / counts.clamp(min=1))
    return torch.where(counts == 0, math.inf, estimates + bonus)

# %% wrong="ucb_scores" why="bonus computed with t from the counts of the run (their sum plus 1), not from step"
def ucb_scores(estimates, counts, step, c):
    t = counts.sum(dim=1, keepdim=True)
    bonus = c * torch.sqrt(torch.log(t.clamp(min=1)) / counts.clamp(min=1))
    return torch.where(counts == 0, math.inf, estimates + bonus)

# %% right="thompson_guesses" why="mean plus standard deviation times randn"
def thompson_guesses(
    estimates: torch.Tensor, counts: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Draw a plausible value for each arm."""
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)

# %% right="thompson_guesses" why="torch.normal with tables of means and deviations"
def thompson_guesses(estimates, counts, generator):
    precision = counts.float() + 1.0
    return torch.normal(
        mean=estimates * counts / precision,
        std=precision.rsqrt(),
        generator=generator,
    )

# %% right="thompson_guesses" why="arm by arm, columns stacked; the mean as a weight between prior and data"
def thompson_guesses(estimates, counts, generator):
    columns = []
    for q, n in zip(estimates.unbind(1), counts.unbind(1)):
        weight = n / (n + 1)
        sample = torch.empty_like(q).normal_(generator=generator)
        columns.append(torch.lerp(torch.zeros_like(q), q, weight) + sample * (1 - weight) ** 0.5)
    return torch.stack(columns, dim=1)

# %% wrong="thompson_guesses" why="1 / (1 + N) is used as standard deviation, but it is the variance"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + noise / (1 + counts)

# %% wrong="thompson_guesses" why="no prior in the mean: guesses scatter around Q in the place of N Q / (1 + N)"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return estimates + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="Normal(...).sample() draws from the global generator: generator is where all randomness comes from"
def thompson_guesses(estimates, counts, generator):
    mean = counts * estimates / (1 + counts)
    deviation = (1 / (1 + counts)) ** 0.5
    return torch.distributions.Normal(mean, deviation).sample()

# %% wrong="thompson_guesses" why="turns the caller's estimates into posterior means in place: estimates are not changed"
def thompson_guesses(estimates, counts, generator):
    precision = 1 + counts
    mean = estimates.mul_(counts).div_(precision)
    noise = torch.randn(mean.shape, generator=generator, device=mean.device)
    return mean + noise * precision.float().pow(-0.5)

# %% wrong="thompson_guesses" why="the counts of the first run serve for all runs: each arm of each run from its posterior"
def thompson_guesses(estimates, counts, generator):
    n = counts[0]
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return n * estimates / (1 + n) + noise / torch.sqrt(1.0 + n)

# %% wrong="thompson_guesses" why="untried arms are infinite, as in UCB: for an untried arm guesses come from the prior"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    guesses = counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)
    return torch.where(counts == 0, math.inf, guesses)

# %% wrong="thompson_guesses" why="one noise per run, shared by its arms: every guess gets noise of its own"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(len(estimates), 1, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="one noise per arm for all runs, drawn from the generator: every guess gets noise of its own"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(
        estimates.shape[1], generator=generator, device=estimates.device
    )
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)

# %% wrong="thompson_guesses" why="float64 guesses: the docstring says float32"
def thompson_guesses(estimates, counts, generator):
    n = counts.double()
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return n * estimates / (1 + n) + noise / (1 + n).sqrt()

# %% wrong="thompson_guesses" why="prior only where nothing is known: tried arms scatter around Q with variance 1/N"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return estimates + noise / torch.sqrt(counts.clamp(min=1))

# %% wrong="thompson_guesses" why="draws noise for tried arms only and gives an untried arm the prior mean 0: untried guesses come from the prior too"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    guesses = counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)
    return torch.where(counts > 0, guesses, torch.zeros_like(guesses))

# %% right="cumulative_regret" why="gaps, gather by the transposed actions, cumsum"
def cumulative_regret(actions: torch.Tensor, true_values: torch.Tensor) -> torch.Tensor:
    """Return what each run has lost so far."""
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).cumsum(dim=1).T

# %% right="cumulative_regret" why="advanced indexing of the gaps with a row of run numbers"
def cumulative_regret(actions, true_values):
    runs = torch.arange(actions.shape[1], device=actions.device)
    best = true_values.max(dim=1).values
    lost = best - true_values[runs, actions]  # [n_steps, n_runs]
    return torch.cumsum(lost, 0)

# %% right="cumulative_regret" why="loop over the steps with a running total"
def cumulative_regret(actions, true_values):
    best, _ = true_values.max(1)
    total = torch.zeros_like(best)
    rows = [total[None][:0]]
    for chosen in actions:
        total = total + best - true_values.gather(1, chosen.unsqueeze(1)).squeeze(1)
        rows.append(total[None])
    return torch.cat(rows)

# %% right="cumulative_regret" why="goes through NumPy with float64 sums and comes back as float32 on the device"
def cumulative_regret(actions, true_values):
    values = true_values.cpu().numpy().astype(np.float64)
    chosen = np.take_along_axis(values, actions.cpu().numpy().T, axis=1)  # [n_runs, n_steps]
    gaps = values.max(axis=1)[:, None] - chosen
    table = np.add.accumulate(gaps, axis=1).T.astype(np.float32)
    return torch.from_numpy(np.ascontiguousarray(table)).to(true_values.device)

# %% wrong="cumulative_regret" why="compares with the best of the arms that the run chose, not with the largest true value of this run"
def cumulative_regret(actions, true_values):
    mean = true_values.gather(1, actions.T)  # [n_runs, n_steps]
    gaps = mean.amax(dim=1, keepdim=True) - mean
    return gaps.cumsum(dim=1).T

# %% wrong="cumulative_regret" why="the search for the best begins at 0, so runs whose values are all negative are compared with 0"
def cumulative_regret(actions, true_values):
    best = torch.zeros(len(true_values), device=true_values.device)
    for arm in range(true_values.shape[1]):
        best = torch.maximum(best, true_values[:, arm])
    lost = best[:, None] - true_values.gather(1, actions.T)
    return lost.T.cumsum(dim=0)

# %% wrong="cumulative_regret" why="best arm over all runs: the largest true value of this run"
def cumulative_regret(actions, true_values):
    gaps = true_values.max() - true_values
    return gaps.gather(1, actions.T).cumsum(dim=1).T

# %% wrong="cumulative_regret" why="turns the caller's table of true values into gaps in place: arguments are not changed"
def cumulative_regret(actions, true_values):
    gaps = true_values.sub_(true_values.amax(dim=1, keepdim=True)).neg_()
    return gaps.gather(1, actions.T).cumsum(dim=1).T

# %% wrong="cumulative_regret" why="the regret of this step is left out: up to and including this step"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    lost = gaps.gather(1, actions.T).T
    return lost.cumsum(dim=0) - lost

# %% wrong="cumulative_regret" why="one-hot with as many classes as the largest chosen arm has: fails where the last arm is never chosen"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    chosen = torch.nn.functional.one_hot(actions)  # [n_steps, n_runs, n_arms]
    return (chosen * gaps).sum(dim=2).cumsum(dim=0)

# %% wrong="cumulative_regret" why="sums along the runs and not over time"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=1)

# %% wrong="cumulative_regret" why="mean regret per step so far, not the sum of the gaps"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    steps = torch.arange(1, len(actions) + 1, device=actions.device)
    return gaps.gather(1, actions.T).cumsum(dim=1).T / steps[:, None]

# %% wrong="cumulative_regret" why="float64 sums are returned as they are: the docstring says float32"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.double().gather(1, actions.T).cumsum(dim=1).T

# %% wrong="cumulative_regret" why="t_() turns the caller's actions round for good: arguments are not changed"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    return gaps.gather(1, actions.t_()).cumsum(dim=1).t()

# %% wrong="cumulative_regret" why="compares with the best arm tried so far (a running maximum), not with the largest true value of the run"
def cumulative_regret(actions, true_values):
    mean = true_values.gather(1, actions.T)  # [n_runs, n_steps]
    best_so_far = mean.cummax(dim=1).values
    return (best_so_far - mean).cumsum(dim=1).T

# %% right="cumulative_figure" why="plt.subplots, colours from a colour map, a legend in each panel"
def cumulative_figure(
    rewards: Mapping[str, torch.Tensor], regrets: Mapping[str, torch.Tensor]
) -> Figure:
    """Draw cumulative reward and cumulative regret of several strategies."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    colours = plt.get_cmap("turbo")(np.linspace(0.05, 0.95, len(rewards)))
    for colour, name in zip(colours, rewards):
        reward = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        regret = regrets[name].mean(dim=1).cpu().numpy()
        steps = np.arange(1, len(reward) + 1)
        left.plot(steps, reward, color=colour, label=name)
        right.plot(steps, regret, color=colour, label=name)
    left.set(xlabel="step", ylabel="cumulative reward (mean over runs)")
    right.set(xlabel="step", ylabel="cumulative regret (mean over runs)")
    left.legend()
    right.legend()
    return figure

# %% right="cumulative_figure" why="bare Figure, hues by HSV, sum first and then mean, one legend of the figure outside"
def cumulative_figure(rewards, regrets):
    import colorsys

    figure = Figure(figsize=(11, 4), layout="constrained")
    axes = figure.subplots(ncols=2)
    lines = []
    for number, (name, table) in enumerate(rewards.items()):
        colour = colorsys.hsv_to_rgb(number / len(rewards), 0.9, 0.75)
        pair = (table.cumsum(0), regrets[name])
        for panel, values in zip(axes, pair):
            y = values.double().mean(1).tolist()
            line, = panel.plot(range(1, len(y) + 1), y, color=colour)
        lines.append(line)
    for panel, what in zip(axes, ("cumulative reward", "cumulative regret")):
        panel.set_xlabel("step")
        panel.set_ylabel(what)
    figure.legend(lines, list(rewards), loc="outside lower center", ncols=4)
    return figure

# %% right="cumulative_figure" why="plt.figure and add_subplot, NumPy sums, legend on the right only, which names the colours of both sides"
def cumulative_figure(rewards, regrets):
    fig = plt.figure(figsize=(9, 3.5))
    ax1 = fig.add_subplot(1, 2, 1)
    ax2 = fig.add_subplot(1, 2, 2)

    def _colour(i):
        return plt.cm.nipy_spectral(0.05 + 0.9 * i / max(1, len(rewards) - 1))

    for i, (name, r, g) in enumerate(zip(rewards, rewards.values(), regrets.values())):
        r, g = r.cpu().numpy().astype(float), g.cpu().numpy().astype(float)
        t = 1 + np.arange(r.shape[0])
        ax1.plot(t, np.cumsum(r.mean(axis=-1)), c=_colour(i), ls="-", label=name)
        ax2.plot(t, g.mean(axis=-1), c=_colour(i), ls="-", label=name)
    ax1.set_xlabel("step $t$")
    ax1.set_ylabel("sum of rewards")
    ax2.set_xlabel("step $t$")
    ax2.set_ylabel("regret")
    ax2.legend(loc="upper left", fontsize=8)
    return fig

# %% wrong="cumulative_figure" why="sums up the regrets once more, but they come as cumulative regrets"
def cumulative_figure(rewards, regrets):
    figure, panels = plt.subplots(1, 2, figsize=(10, 4))
    for axes, tables, what in zip(panels, (rewards, regrets), ("reward", "regret")):
        for name, table in tables.items():
            y = table.mean(dim=1).cumsum(dim=0).cpu().numpy()
            axes.plot(np.arange(1, len(y) + 1), y, label=name)
        axes.set(xlabel="step", ylabel=f"cumulative {what}")
        axes.legend()
    return figure

# %% wrong="cumulative_figure" why="draws from step 0: steps are counted from 1"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        left.plot(rewards[name].mean(dim=1).cumsum(dim=0).cpu(), label=name)
        right.plot(regrets[name].mean(dim=1).cpu(), label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="cumsum_ sums up the caller's rewards in place: arguments are not changed"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        reward = rewards[name].cumsum_(dim=0).mean(dim=1).cpu().numpy()
        regret = regrets[name].mean(dim=1).cpu().numpy()
        steps = np.arange(1, len(reward) + 1)
        left.plot(steps, reward, label=name)
        right.plot(steps, regret, label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="two colours by turns, so the third strategy looks like the first: each in a colour of its own"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for i, name in enumerate(rewards):
        look = {"color": ("tab:blue", "tab:orange")[i % 2], "label": name}
        reward = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(reward) + 1)
        left.plot(steps, reward, **look)
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), **look)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure

# %% wrong="cumulative_figure" why="zip with three colours drops the fourth strategy: one line for each strategy"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name, colour in zip(rewards, ("tab:blue", "tab:red", "tab:green")):
        reward = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(reward) + 1)
        left.plot(steps, reward, color=colour, label=name)
        right.plot(steps, regrets[name].mean(dim=1).cpu(), color=colour, label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    figure.legend(*left.get_legend_handles_labels(), loc="outside upper center")
    return figure

# %% wrong="cumulative_figure" why="the legend lists the names in alphabetical order over lines in the given order, so names stand at other lines: labelled with its name"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        reward = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(reward) + 1)
        left.plot(steps, reward)
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy())
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend(sorted(rewards))
    right.legend(sorted(rewards))
    return figure

# %% wrong="cumulative_figure" why="the right side goes on in the colour cycle, so a strategy has two colours: the same on both sides"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    names = list(rewards)
    for i, name in enumerate(names):
        y = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        x = np.arange(1, len(y) + 1)
        left.plot(x, y, color=f"C{i}", label=name)
        right.plot(
            x, regrets[name].mean(dim=1).cpu(), color=f"C{i + len(names)}", label=name
        )
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="regret on the left and reward on the right: reward on the left, regret on the right"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        y = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        x = np.arange(1, len(y) + 1)
        left.plot(x, regrets[name].mean(dim=1).cpu().numpy(), label=name)
        right.plot(x, y, label=name)
    left.set(xlabel="step", ylabel="cumulative regret")
    right.set(xlabel="step", ylabel="cumulative reward")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="the median over the runs in the place of the mean: for more than two runs another line"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        reward = np.median(np.cumsum(rewards[name].cpu().numpy(), axis=0), axis=1)
        regret = np.median(regrets[name].cpu().numpy(), axis=1)
        x = np.arange(1, len(reward) + 1)
        left.plot(x, reward, label=name)
        right.plot(x, regret, label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% wrong="cumulative_figure" why="steps are taken from the first strategy, and long ones are thinned to 100 points whose values are those of earlier steps: each mean against its step"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    for name in rewards:
        reward = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        regret = regrets[name].mean(dim=1).cpu().numpy()
        every = max(1, len(reward) // 100)
        x = np.arange(1, len(reward) + 1)[every - 1 :: every]
        left.plot(x, reward[:: every][: len(x)], label=name)
        right.plot(x, regret[:: every][: len(x)], label=name)
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    right.legend()
    return figure

# %% right="TirelessAgent" why="epsilon-greedy with a fixed step size, own table, gather and scatter"
class TirelessAgent:
    """A bandit agent that never stops learning."""

    def __init__(self, n_runs: int, n_arms: int, generator: torch.Generator) -> None:
        """Start with nothing known."""
        self.generator = generator
        self.values = torch.zeros(n_runs, n_arms, device=generator.device)

    def choose(self, step: int) -> torch.Tensor:
        """Return the arm of each run."""
        n_runs, n_arms = self.values.shape
        where = self.generator.device
        greedy = random_argmax(self.values, self.generator)
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.12
        return torch.where(coin, free, greedy)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Move the chosen estimates towards the rewards."""
        chosen = actions[:, None]
        error = rewards[:, None] - self.values.gather(1, chosen)
        self.values.scatter_add_(1, chosen, 0.3 * error)

# %% right="TirelessAgent" why="Thompson sampling with discounted counts and sums"
class TirelessAgent:
    """Thompson sampling whose evidence fades."""

    FADE = 0.97

    def __init__(self, n_runs, n_arms, generator):
        self._rng = generator
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)
        self.total = torch.zeros_like(self.n)

    def choose(self, step):
        precision = 1 + self.n
        noise = torch.randn(
            self.n.shape, generator=self._rng, device=self._rng.device
        )
        return (self.total / precision + noise / precision.sqrt()).argmax(dim=1)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.n *= self.FADE
        self.total *= self.FADE
        self.n[rows, actions] += 1
        self.total[rows, actions] += rewards

# %% right="TirelessAgent" why="a Kalman filter for each arm (values drift back to the prior), Thompson sampling on its beliefs"
class TirelessAgent:
    """Believes that values wander, and acts on guesses."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        shape = (n_runs, n_arms)
        self.mean = torch.zeros(shape, device=generator.device)
        self.variance = torch.ones(shape, device=generator.device)

    def choose(self, step):
        noise = torch.empty_like(self.mean).normal_(generator=self.generator)
        return torch.argmax(self.mean + noise * self.variance.sqrt(), dim=-1)

    def learn(self, actions, rewards):
        index = actions.unsqueeze(-1)
        variance = self.variance.gather(1, index)
        gain = variance / (variance + 1)
        mean = self.mean.gather(1, index)
        mean = mean + gain * (rewards.unsqueeze(-1) - mean)
        self.mean.scatter_(1, index, mean)
        self.variance.scatter_(1, index, variance * (1 - gain))
        keep = 0.985
        self.mean *= keep
        self.variance = keep**2 * self.variance + (1 - keep**2)

# %% right="TirelessAgent" why="discounted UCB with a helper for the bounds"
class TirelessAgent:
    """Upper confidence bounds of what happened lately."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.counts = torch.zeros(n_runs, n_arms, device=generator.device)
        self.sums = torch.zeros(n_runs, n_arms, device=generator.device)

    def _bounds(self):
        n = self.counts.clamp(min=1e-3)
        t = self.counts.sum(dim=1, keepdim=True).clamp(min=1)
        return self.sums / n + 0.8 * torch.sqrt(torch.log(t) / n)

    def choose(self, step):
        return random_argmax(self._bounds(), self.generator)

    def learn(self, actions, rewards):
        hot = torch.nn.functional.one_hot(actions, self.counts.shape[1]).float()
        self.counts = 0.98 * self.counts + hot
        self.sums = 0.98 * self.sums + hot * rewards[:, None]

# %% right="TirelessAgent" why="softmax of quickly forgetting estimates, multinomial draw"
class TirelessAgent:
    """Chooses by a softmax of recent payouts."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)

    def choose(self, step):
        policy = torch.softmax(self.q / 0.25, dim=1)
        return torch.multinomial(policy, 1, generator=self.generator).flatten()

    def learn(self, actions, rewards):
        for_rows = torch.arange(self.q.shape[0], device=self.q.device)
        self.q[for_rows, actions] += 0.25 * (rewards - self.q[for_rows, actions])

# %% right="TirelessAgent" why="Thompson sampling that forgets everything every 90 steps, each run at a time of its own"
class TirelessAgent:
    """Throws its notebook away now and then."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)
        self.total = torch.zeros((n_runs, n_arms), device=generator.device)
        self.phase = torch.arange(n_runs, device=generator.device)

    def choose(self, step):
        stale = (self.phase + step) % 90 == 0
        self.n[stale] = 0
        self.total[stale] = 0
        noise = torch.randn(
            self.n.shape, generator=self.generator, device=self.generator.device
        )
        return ((self.total + noise * (1 + self.n).sqrt()) / (1 + self.n)).argmax(1)

    def learn(self, actions, rewards):
        hot = torch.zeros_like(self.n).scatter_(1, actions[:, None], 1.0)
        self.n += hot
        self.total += hot * rewards[:, None]

# %% wrong="TirelessAgent" why="explores the more the fewer arms there are (3 / n_arms): with five arms, at most 0.5"
class TirelessAgent:
    """Tries each arm at the same pace."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.epsilon = 3.0 / n_arms
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        n_runs, n_arms = self.q.shape
        where = self.generator.device
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < self.epsilon
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.3 * (rewards - self.q[rows, actions])

# %% wrong="TirelessAgent" why="learn turns the rewards that it is given into errors in place: arguments are not changed"
class TirelessAgent:
    """Epsilon-greedy with a fixed step size."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        n_runs, n_arms = self.q.shape
        where = self.generator.device
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.12
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        rewards -= self.q[rows, actions]
        self.q[rows, actions] += 0.3 * rewards

# %% wrong="TirelessAgent" why="all runs forget together when the mean reward of all runs falls: the runs do not all change at the same steps, and they are different bandits"
class TirelessAgent:
    """Watches the mean reward, and starts over when it falls."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.usual = None

    def choose(self, step):
        noise = torch.randn(
            self.n.shape, generator=self.generator, device=self.generator.device
        )
        precision = 1 + self.n
        return (self.n * self.q / precision + noise / precision.sqrt()).argmax(dim=1)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.n[rows, actions] += 1
        error = rewards - self.q[rows, actions]
        self.q[rows, actions] += error / self.n[rows, actions]
        now = float(rewards.mean())
        if self.usual is not None and now < self.usual - 0.6:
            self.n.zero_()
            self.q.zero_()
            self.usual = None
        else:
            self.usual = now if self.usual is None else 0.8 * self.usual + 0.2 * now

# %% wrong="TirelessAgent" why="sample averages never forget: regret above 0.7 over the last 600 steps"
class TirelessAgent:
    """Epsilon-greedy."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        n_runs, n_arms = self.q.shape
        where = self.generator.device
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.1
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.n[rows, actions] += 1
        self.q[rows, actions] += (rewards - self.q[rows, actions]) / self.n[rows, actions]

# %% wrong="TirelessAgent" why="the number of arms is N_ARMS whatever n_arms says: with five arms it chooses arms that do not exist"
class TirelessAgent:
    """Fixed step size, as in the course."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, N_ARMS), device=generator.device)

    def choose(self, step):
        where = self.generator.device
        n_runs = len(self.q)
        free = torch.randint(N_ARMS, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.12
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.3 * (rewards - self.q[rows, actions])

# %% wrong="TirelessAgent" why="the tables belong to the class, so a second agent of the same size goes on with what the first learned: two agents know nothing of each other"
class TirelessAgent:
    """Keeps one table for each size of world."""

    tables = {}

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        zeros = torch.zeros((n_runs, n_arms), device=generator.device)
        self.q = self.tables.setdefault((n_runs, n_arms), zeros)

    def choose(self, step):
        n_runs, n_arms = self.q.shape
        where = self.generator.device
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.12
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.3 * (rewards - self.q[rows, actions])

# %% wrong="TirelessAgent" why="explores with the global generator: all randomness comes from generator"
class TirelessAgent:
    """Thompson sampling with fading evidence."""

    def __init__(self, n_runs, n_arms, generator):
        self.device = generator.device
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)
        self.total = torch.zeros_like(self.n)

    def choose(self, step):
        precision = 1 + self.n
        noise = torch.randn_like(self.n)
        return (self.total / precision + noise / precision.sqrt()).argmax(dim=1)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.n *= 0.97
        self.total *= 0.97
        self.n[rows, actions] += 1
        self.total[rows, actions] += rewards

# %% wrong="TirelessAgent" why="all runs share one table of estimates (means over the runs): the runs are different bandits"
class TirelessAgent:
    """Learns from two thousand friends at once."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator, self.n_runs = generator, n_runs
        self.q = torch.zeros(n_arms, device=generator.device)

    def choose(self, step):
        where = self.generator.device
        n_arms = len(self.q)
        free = torch.randint(
            n_arms, (self.n_runs,), generator=self.generator, device=where
        )
        coin = torch.rand(self.n_runs, generator=self.generator, device=where) < 0.1
        return torch.where(coin, free, self.q.argmax())

    def learn(self, actions, rewards):
        for arm in range(len(self.q)):
            mine = actions == arm
            if mine.any():
                self.q[arm] += 0.2 * (rewards[mine].mean() - self.q[arm])

# %% wrong="TirelessAgent" why="a small step size of 0.02 with little exploring: does not reach 0.7"
class TirelessAgent:
    """Fixed step size, but a patient one."""

    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        n_runs, n_arms = self.q.shape
        where = self.generator.device
        free = torch.randint(n_arms, (n_runs,), generator=self.generator, device=where)
        coin = torch.rand(n_runs, generator=self.generator, device=where) < 0.05
        return torch.where(coin, free, random_argmax(self.q, self.generator))

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.02 * (rewards - self.q[rows, actions])

# %% right="learning_curve" why="plots.moving_average run by run, np.quantile over the runs"
def learning_curve(rewards: torch.Tensor, window: int, name: str) -> Figure:
    """Draw the mean learning curve over many runs, and the band."""
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    (line,) = axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, color=line.get_color(), alpha=0.25, linewidth=0)
    axes.set(xlabel="step", ylabel=f"reward (mean of {window} steps)")
    axes.legend()
    return figure

# %% right="learning_curve" why="differences of cumulated sums in torch float64, torch.quantile, bare Figure with a legend of the figure"
def learning_curve(rewards, window, name):
    sums = torch.cumsum(rewards.double().cpu(), dim=0)
    n_steps = len(sums)
    earlier = torch.zeros_like(sums)
    earlier[window:] = sums[:-window]
    sizes = torch.arange(1, n_steps + 1).clamp(max=window).unsqueeze(1)
    smoothed = (sums - earlier) / sizes
    quantiles = torch.quantile(
        smoothed, torch.tensor([0.1, 0.9], dtype=torch.float64), dim=1
    )
    x = list(range(1, n_steps + 1))
    figure = Figure(layout="constrained")
    axes = figure.add_subplot(111)
    axes.fill_between(x, *quantiles.numpy(), alpha=0.3, label="four of five runs")
    axes.plot(x, smoothed.mean(dim=1), label=name)
    axes.set_xlabel("step")
    axes.set_ylabel("reward")
    figure.legend(loc="outside upper right")
    return figure

# %% right="learning_curve" why="plain loop over the steps with slices, np.percentile of each step"
def learning_curve(rewards, window, name):
    data = rewards.detach().cpu().numpy().astype(np.float64)
    line, low, high = [], [], []
    for t in range(data.shape[0]):
        recent = data[max(0, t + 1 - window) : t + 1].mean(axis=0)
        line.append(recent.mean())
        low.append(np.percentile(recent, 10))
        high.append(np.percentile(recent, 90))
    x = np.arange(data.shape[0]) + 1
    fig, ax = plt.subplots(figsize=(8, 4))
    ax.plot(x, line, "-", color="C0", label=name)
    ax.fill_between(x, low, high, color="C0", alpha=0.2, label="10 % to 90 % of the runs")
    ax.set_xlabel("step $t$")
    ax.set_ylabel("smoothed reward")
    ax.legend(loc="lower right")
    return fig

# %% wrong="learning_curve" why="quantiles of the single rewards, only the mean is smoothed: from the 10 % quantile of the smoothed rewards"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    low, high = np.quantile(table, [0.1, 0.9], axis=1)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="quantiles first and then smoothed: smooth each run by itself"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    mean = plots.moving_average(table.mean(axis=1), window)
    low = plots.moving_average(np.quantile(table, 0.1, axis=1), window)
    high = plots.moving_average(np.quantile(table, 0.9, axis=1), window)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, mean, label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="mean over all rewards so far, not over the last window rewards: the same only while there are at most window of them"
def learning_curve(rewards, window, name):
    table = rewards.cpu().double().numpy()
    steps = np.arange(1, len(table) + 1)
    smooth = np.cumsum(table, axis=0) / steps[:, None]
    low, high = np.quantile(smooth, [0.1, 0.9], axis=1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="exponential smoothing after the first window steps: at each step the mean of the last window rewards"
def learning_curve(rewards, window, name):
    table = rewards.cpu().double().numpy()
    smooth = np.empty_like(table)
    smooth[0] = table[0]
    for t in range(1, len(table)):
        smooth[t] = smooth[t - 1] + (table[t] - smooth[t - 1]) / min(t + 1, window)
    low, high = np.quantile(smooth, [0.1, 0.9], axis=1)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=1), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="divides by window at the start too: at the start the mean of as many as there are"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    kernel = np.ones(window) / window
    n_steps = len(table)
    smooth = np.stack([np.convolve(run, kernel)[:n_steps] for run in table.T])
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(1, n_steps + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the band is mean plus and minus 1.28 standard deviations, not the quantiles over the runs"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    mean, spread = smooth.mean(axis=0), 1.2816 * smooth.std(axis=0)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, mean, label=name)
    axes.fill_between(steps, mean - spread, mean + spread, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the line is the median, not the mean over the runs"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    low, middle, high = np.quantile(smooth, [0.1, 0.5, 0.9], axis=0)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, middle, label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="the name goes to the band and the line has none: a line labelled with name"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), color="black", label="mean")
    axes.fill_between(steps, low, high, alpha=0.25, label=name)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="quantile method nearest lower and higher values: the band reaches further than the 10 % and 90 % quantiles of the example"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    ordered = np.sort(smooth, axis=0)
    n_runs = len(ordered)
    low, high = ordered[int(0.1 * n_runs)], ordered[min(int(0.9 * n_runs), n_runs - 1)]
    steps = np.arange(1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure

# %% wrong="learning_curve" why="leaves out the first window - 1 steps where the window is not full once there are more steps than that: at the start, of as many as there are"
def learning_curve(rewards, window, name):
    table = rewards.cpu().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])
    first = window - 1 if len(table) > window else 0
    smooth = smooth[:, first:]
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(first + 1, len(table) + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure
