# Answers to the exercises of part 4.3, as students write them: right ones get every point, wrong ones lose the hidden test.

# %% right="simulate_payouts" why="torch.normal with a table of means"
def simulate_payouts(true_values, n_pulls, generator):
    means = true_values.unsqueeze(1).repeat(1, n_pulls)
    return torch.normal(means, torch.ones_like(means), generator=generator)


# %% right="simulate_payouts" why="arm by arm"
def simulate_payouts(true_values, n_pulls, generator):
    rows = []
    for value in true_values:
        rows.append(value + torch.randn(n_pulls, generator=generator, device=true_values.device))
    return torch.stack(rows)


# %% wrong="simulate_payouts" why="the same noise for all arms"
def simulate_payouts(true_values, n_pulls, generator):
    return true_values[:, None] + torch.randn(n_pulls, generator=generator, device=generator.device)


# %% wrong="simulate_payouts" why="uniform noise of the right variance" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.rand((len(true_values), n_pulls), generator=generator, device=generator.device)
    return true_values[:, None] + (noise - 0.5) * math.sqrt(12)


# %% wrong="simulate_payouts" why="ignores the generator" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    return true_values[:, None] + torch.randn(len(true_values), n_pulls, device=true_values.device)


# %% wrong="simulate_payouts" why="a generator of its own, with a fixed seed" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    generator = torch.Generator(true_values.device).manual_seed(0)
    return true_values[:, None] + torch.randn((len(true_values), n_pulls), generator=generator, device=true_values.device)


# %% wrong="simulate_payouts" why="pulls go down, arms across"
def simulate_payouts(true_values, n_pulls, generator):
    return true_values + torch.randn((n_pulls, len(true_values)), generator=generator, device=generator.device)


# %% wrong="simulate_payouts" why="knows the visible numbers only" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    means = torch.tensor([5.0, -5.0], device=generator.device)
    return means[:, None] + torch.randn((2, n_pulls), generator=generator, device=generator.device)


# %% wrong="simulate_payouts" why="adds the noise to the true values in place" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    pulls = []
    for _ in range(n_pulls):
        pulls.append(true_values + torch.randn(len(true_values), generator=generator, device=generator.device))
    true_values -= true_values.mean()
    return torch.stack(pulls, dim=1)


# %% right="simulate_payouts" why="in place, and the values last"
def simulate_payouts(true_values, n_pulls, generator):
    out = torch.empty(true_values.numel(), n_pulls, device=true_values.device)
    out.normal_(generator=generator)
    return out.add_(true_values.reshape(-1, 1))


# %% wrong="simulate_payouts" why="half of the pulls are new, the others repeat them" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    half = torch.randn((len(true_values), (n_pulls + 1) // 2), generator=generator, device=generator.device)
    return true_values[:, None] + torch.cat([half, half], dim=1)[:, :n_pulls]


# %% wrong="simulate_payouts" why="float64"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn((len(true_values), n_pulls), generator=generator, device=generator.device, dtype=torch.float64)
    return true_values[:, None] + noise


# %% wrong="simulate_payouts" why="each noise and its opposite, to make the mean exact" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    half = torch.randn((len(true_values), (n_pulls + 1) // 2), generator=generator, device=generator.device)
    return true_values[:, None] + torch.stack([half, -half], dim=2).flatten(1)[:, :n_pulls]


# %% right="payout_figure" why="pyplot, arm by arm, extrema shown, crosses for the means"
def payout_figure(payouts):
    table = payouts.detach().cpu()
    fig = plt.figure()
    for arm in range(table.shape[0]):
        plt.violinplot(table[arm].numpy(), positions=[arm], showmeans=True)
    plt.plot(table.mean(1), "rx", label="means")
    plt.xlabel("arm")
    plt.ylabel("payout (points)")
    return fig


# %% right="payout_figure" why="the transposed table, whose columns are the arms"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(x.T, positions=range(x.shape[0]))
    ax.plot(range(x.shape[0]), x.mean(axis=1), marker="_", linestyle="")
    ax.set_xlabel("Which arm")
    ax.set_ylabel("What it paid")
    return fig


# %% wrong="payout_figure" why="violins begin at 1"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x))
    ax.plot(range(1, len(x) + 1), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="one violin for each pull"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(x, positions=range(x.shape[1]))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="medians in the place of means"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), np.median(x, axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="no labels"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    return fig


# %% wrong="payout_figure" why="arms sorted by their mean" passes="visible"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    x = x[x.mean(axis=1).argsort()]
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="knows the visible numbers only" passes="visible"
def payout_figure(payouts):
    fig, ax = plt.subplots()
    ax.violinplot([[1, 2, 3], [5, 5, 8]], positions=[0, 1])
    ax.plot([0, 1], [2, 6], "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="sorts the caller's payouts in place to cut off outliers" passes="visible"
def payout_figure(payouts):
    payouts.copy_(payouts.sort(dim=1).values)
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% right="payout_figure" why="scatter for the means, a figure without pyplot"
def payout_figure(payouts):
    from matplotlib.figure import Figure as Page

    data = payouts.cpu()
    page = Page()
    ax = page.add_subplot()
    ax.violinplot([row.tolist() for row in data], positions=range(len(data)), showmedians=True)
    ax.scatter(range(len(data)), data.mean(dim=1).tolist(), color="red", zorder=3)
    ax.set(xlabel="arm", ylabel="reward")
    return page


# %% wrong="payout_figure" why="boxes in the place of violins"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.boxplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="a line through the means, without a marker"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1))
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% wrong="payout_figure" why="draws into the figure that is there"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    ax = plt.gca()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="arm", ylabel="payout")
    return plt.gcf()


# %% wrong="payout_figure" why="labels exchanged"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    ax.plot(range(len(x)), x.mean(axis=1), "o")
    ax.set(xlabel="payout", ylabel="arm")
    return fig


# %% wrong="payout_figure" why="one mean of all arms" passes="visible"
def payout_figure(payouts):
    x = payouts.cpu().numpy()
    fig, ax = plt.subplots()
    ax.violinplot(list(x), positions=range(len(x)))
    means = x.mean(axis=1) if len(x) == 2 else np.full(len(x), x.mean())
    ax.plot(range(len(x)), means, "o")
    ax.set(xlabel="arm", ylabel="payout")
    return fig


# %% right="update_estimates" why="advanced indexing"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% right="update_estimates" why="run by run, mixture of old and new"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    for run in range(len(actions)):
        a = int(actions[run])
        counts[run, a] += 1
        w = step_size if step_size is not None else 1 / int(counts[run, a])
        estimates[run, a] = (1 - w) * estimates[run, a] + w * rewards[run]


# %% right="update_estimates" why="one-hot masks"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    mask = torch.nn.functional.one_hot(actions, estimates.shape[1])
    counts += mask
    if step_size is None:
        step = mask / counts.clamp(min=1)
    else:
        step = mask * step_size
    estimates += step * (rewards[:, None] - estimates)


# %% wrong="update_estimates" why="divides by the old count plus nothing: N before it grows"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])
    counts[rows, actions] += 1


# %% wrong="update_estimates" why="all columns of the chosen arms, in every run"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    counts[:, actions] += 1
    alpha = 1 / counts[:, actions] if step_size is None else step_size
    estimates[:, actions] += alpha * (rewards - estimates[:, actions])


# %% wrong="update_estimates" why="new tensors, which the caller never sees"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts = counts.clone()
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    estimates = estimates.clone()
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% wrong="update_estimates" why="counts only where the step size is 1/N"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    if step_size is None:
        counts[rows, actions] += 1
        step_size = 1 / counts[rows, actions]
    estimates[rows, actions] += step_size * (rewards - estimates[rows, actions])


# %% wrong="update_estimates" why="divides by the number of all steps, not by the arm's own"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts.sum(1) if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% wrong="update_estimates" why="ignores the step size"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    estimates[rows, actions] += (rewards - estimates[rows, actions]) / counts[rows, actions]


# %% wrong="update_estimates" why="knows the visible numbers only"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    counts.copy_(torch.tensor([[0, 4, 0], [1, 0, 1]]))
    estimates.copy_(torch.tensor([[0, 3 if step_size is None else 4.5, 0], [1, 0, 5]]))


# %% wrong="update_estimates" why="the first reward replaces the estimate, whatever the step size" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    n = counts[rows, actions]
    alpha = 1 / n if step_size is None else torch.where(n == 1, 1.0, step_size)
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% wrong="update_estimates" why="the smaller of both step sizes" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions]
    if step_size is not None:
        alpha = torch.clamp(alpha, min=step_size)
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% right="update_estimates" why="index_put with accumulation"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    where = (torch.arange(estimates.size(0), device=estimates.device), actions)
    counts.index_put_(where, torch.ones_like(actions), accumulate=True)
    gap = rewards - estimates[where]
    estimates.index_put_(where, gap / counts[where] if step_size is None else gap * step_size, accumulate=True)


# %% wrong="update_estimates" why="moves every arm of a run, the chosen one the whole way" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])
    if step_size == 1.0:
        estimates[:] = rewards[:, None]


# %% wrong="update_estimates" why="half precision on the way" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    new = estimates[rows, actions] + alpha * (rewards - estimates[rows, actions])
    estimates[rows, actions] = new.half().float()


# %% wrong="update_estimates" why="the old estimate counts as one more reward" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    n = counts[rows, actions]
    first = (n == 1) & (estimates[rows, actions] != 0)
    alpha = torch.where(first, 0.5, 1 / n) if step_size is None else step_size
    estimates[rows, actions] += alpha * (rewards - estimates[rows, actions])


# %% wrong="update_estimates" why="overwrites the rewards by the errors" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    alpha = 1 / counts[rows, actions] if step_size is None else step_size
    old = rewards.clone()
    rewards -= estimates[rows, actions]
    estimates[rows, actions] += alpha * rewards
    rewards.copy_(old * 1.0 if len(rewards) == 2 else rewards)


# %% right="epsilon_greedy" why="run by run"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    coins = torch.rand(n_runs, generator=generator, device=estimates.device)
    actions = random_argmax(estimates, generator)
    for run in torch.nonzero(coins < epsilon).flatten().tolist():
        actions[run] = torch.randint(n_arms, (), generator=generator, device=estimates.device)
    return actions


# %% right="epsilon_greedy" why="random scores where it explores"
def epsilon_greedy(estimates, epsilon, generator):
    coin = torch.rand((len(estimates), 1), generator=generator, device=estimates.device)
    noise = torch.rand(estimates.shape, generator=generator, device=estimates.device)
    return random_argmax(torch.where(coin < epsilon, noise, estimates), generator)


# %% right="epsilon_greedy" why="a draw from the probabilities of all arms"
def epsilon_greedy(estimates, epsilon, generator):
    best = (estimates == estimates.max(dim=1, keepdim=True).values).float()
    p = epsilon / estimates.shape[1] + (1 - epsilon) * best / best.sum(1, keepdim=True)
    return torch.multinomial(p, 1, generator=generator)[:, 0]


# %% wrong="epsilon_greedy" why="argmax takes the first of equal arms"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, estimates.argmax(1))


# %% wrong="epsilon_greedy" why="one coin for all runs"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    if torch.rand(1, generator=generator, device=estimates.device).item() < epsilon:
        return torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return random_argmax(estimates, generator)


# %% wrong="epsilon_greedy" why="all exploring runs take the same arm"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (1,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="explores among the arms that are not the best"
def epsilon_greedy(estimates, epsilon, generator):
    greedy = random_argmax(estimates, generator)
    explore = torch.rand(len(estimates), generator=generator, device=estimates.device) < epsilon
    rest = torch.rand(estimates.shape, generator=generator, device=estimates.device)
    rest[estimates == estimates.amax(1, keepdim=True)] = -1
    return torch.where(explore, rest.argmax(1), greedy)


# %% wrong="epsilon_greedy" why="epsilon is the probability of being greedy"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    greedy = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(greedy, random_argmax(estimates, generator), anything)


# %% wrong="epsilon_greedy" why="a little noise breaks the ties, and sometimes more than ties" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    noisy = estimates + 1e-3 * torch.rand(estimates.shape, generator=generator, device=estimates.device)
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, noisy.argmax(1))


# %% wrong="epsilon_greedy" why="never draws the last arm"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(max(1, n_arms - 1), (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="looks at the first run's estimates only" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    same = estimates[:1].expand(n_runs, n_arms)
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(same, generator))


# %% wrong="epsilon_greedy" why="global randomness" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="the coin also picks the arm, and exploring coins are small"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    coin = torch.rand(n_runs, generator=generator, device=estimates.device)
    anything = (coin * n_arms).long()
    return torch.where(coin < epsilon, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="a tiny noise breaks the ties: smaller, and still more than ties" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    noisy = estimates + 1e-5 * torch.rand(estimates.shape, generator=generator, device=estimates.device)
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, noisy.argmax(1))


# %% wrong="epsilon_greedy" why="tosses the coin once for the even runs and once for the odd ones"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = (torch.rand(2, generator=generator, device=estimates.device) < epsilon).repeat(n_runs)[:n_runs]
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="ties are broken once for all runs"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    order = torch.randperm(n_arms, generator=generator, device=estimates.device)
    greedy = order[estimates[:, order].argmax(1)]
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, greedy)


# %% wrong="epsilon_greedy" why="knows the visible numbers only" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    p = torch.tensor([epsilon / 3, 0.5 - epsilon / 6, 0.5 - epsilon / 6], device=estimates.device)
    return torch.multinomial(p, len(estimates), replacement=True, generator=generator)


# %% wrong="epsilon_greedy" why="the same runs always explore: the first ones" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.arange(n_runs, device=estimates.device) < round(epsilon * n_runs)
    explore = explore[torch.arange(n_runs, device=estimates.device) * 4999 % n_runs]
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="just the share epsilon of the runs explores, other ones at each call" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    order = torch.randperm(n_runs, generator=generator, device=estimates.device)
    explore = order < epsilon * n_runs
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="neighbours share a coin" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    coins = torch.rand((n_runs + 1) // 2, generator=generator, device=estimates.device).repeat_interleave(2)[:n_runs]
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(coins < epsilon, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="all runs that explore share one arm out of three" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    few = torch.randperm(n_arms, generator=generator, device=estimates.device)[:3]
    anything = few[torch.randint(len(few), (n_runs,), generator=generator, device=estimates.device)]
    return torch.where(explore, anything, random_argmax(estimates, generator))


# %% wrong="epsilon_greedy" why="marks the explored arms in the caller's estimates" passes="visible"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    estimates[explore] = 0.0
    return random_argmax(estimates, generator)


# %% wrong="epsilon_greedy" why="arms of dtype int32"
def epsilon_greedy(estimates, epsilon, generator):
    n_runs, n_arms = estimates.shape
    explore = torch.rand(n_runs, generator=generator, device=estimates.device) < epsilon
    anything = torch.randint(n_arms, (n_runs,), generator=generator, device=estimates.device)
    return torch.where(explore, anything, random_argmax(estimates, generator)).int()


# %% right="ucb_scores" why="NumPy-like masks"
def ucb_scores(estimates, counts, step, c):
    scores = torch.full_like(estimates, math.inf)
    tried = counts > 0
    scores[tried] = estimates[tried] + c * (math.log(step) / counts[tried]) ** 0.5
    return scores


# %% right="ucb_scores" why="a safe count first, the logarithm as a tensor"
def ucb_scores(estimates, counts, step, c):
    n = counts.clamp(min=1).to(estimates.dtype)
    bonus = c * torch.sqrt(torch.log(torch.tensor(float(step), device=estimates.device)) / n)
    return (estimates + bonus).masked_fill(counts == 0, float("inf"))


# %% wrong="ucb_scores" why="lets the division make the infinity: NaN at step 1 or at c = 0"
def ucb_scores(estimates, counts, step, c):
    return estimates + c * torch.sqrt(math.log(step) / counts)


# %% wrong="ucb_scores" why="adds a small number to the count instead of infinity"
def ucb_scores(estimates, counts, step, c):
    return estimates + c * torch.sqrt(math.log(step) / (counts + 1e-5))


# %% wrong="ucb_scores" why="the logarithm of the count"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(torch.log(counts) / counts)
    return torch.where(counts == 0, math.inf, bounds)


# %% wrong="ucb_scores" why="c inside the root"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + torch.sqrt(c * math.log(step) / counts)
    return torch.where(counts == 0, math.inf, bounds)


# %% wrong="ucb_scores" why="takes the step from the counts"
def ucb_scores(estimates, counts, step, c):
    total = counts.sum(dim=1, keepdim=True)
    bounds = estimates + c * torch.sqrt(torch.log(total) / counts)
    return torch.where(counts == 0, math.inf, bounds)


# %% wrong="ucb_scores" why="always c = 2"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + 2 * torch.sqrt(math.log(step) / counts)
    return torch.where(counts == 0, math.inf, bounds)


# %% wrong="ucb_scores" why="no root"
def ucb_scores(estimates, counts, step, c):
    return torch.where(counts == 0, math.inf, estimates + c * math.log(step) / counts)


# %% wrong="ucb_scores" why="a large number in the place of infinity"
def ucb_scores(estimates, counts, step, c):
    return torch.where(counts == 0, 1e9, estimates + c * torch.sqrt(math.log(step) / counts))


# %% wrong="ucb_scores" why="an arm that was never tried in one run is infinite in all" passes="visible"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts)
    bounds[:, (counts == 0).any(dim=0)] = math.inf
    return bounds


# %% wrong="ucb_scores" why="adds the bonus to the caller's estimates"
def ucb_scores(estimates, counts, step, c):
    estimates += c * torch.sqrt(math.log(step) / counts)
    estimates[counts == 0] = math.inf
    return estimates


# %% wrong="ucb_scores" why="knows the visible numbers only"
def ucb_scores(estimates, counts, step, c):
    return torch.tensor([[1 + 2 * math.sqrt(math.log(100) / 4), 0.5 + 2 * math.sqrt(math.log(100) / 96), math.inf]])


# %% right="ucb_scores" why="arm by arm, in Python"
def ucb_scores(estimates, counts, step, c):
    scores = []
    for q_row, n_row in zip(estimates.tolist(), counts.tolist()):
        scores.append([q + c * math.sqrt(math.log(step) / n) if n else float("inf") for q, n in zip(q_row, n_row)])
    return torch.tensor(scores, dtype=torch.float32, device=estimates.device)


# %% wrong="ucb_scores" why="ln (t + 1)"
def ucb_scores(estimates, counts, step, c):
    return torch.where(counts == 0, math.inf, estimates + c * torch.sqrt(math.log(step + 1) / counts))


# %% wrong="ucb_scores" why="the factor 2 of UCB1 under the root" passes="visible"
def ucb_scores(estimates, counts, step, c):
    factor = 1 if step in (1, 100) else 2
    return torch.where(counts == 0, math.inf, estimates + c * torch.sqrt(factor * math.log(step) / counts))


# %% wrong="ucb_scores" why="float64"
def ucb_scores(estimates, counts, step, c):
    return torch.where(counts == 0, math.inf, estimates.double() + c * torch.sqrt(math.log(step) / counts.double()))


# %% wrong="ucb_scores" why="infinite where it was tried less than twice" passes="visible"
def ucb_scores(estimates, counts, step, c):
    return torch.where(counts < 2, math.inf, estimates + c * torch.sqrt(math.log(step) / counts))


# %% right="thompson_guesses" why="torch.normal with mean and deviation"
def thompson_guesses(estimates, counts, generator):
    variance = 1 / (1 + counts)
    mean = variance * counts * estimates
    return torch.normal(mean, variance**0.5, generator=generator)


# %% right="thompson_guesses" why="arm by arm"
def thompson_guesses(estimates, counts, generator):
    columns = []
    for arm in range(estimates.shape[1]):
        n, q = counts[:, arm], estimates[:, arm]
        z = torch.randn(len(q), generator=generator, device=q.device)
        columns.append((n * q + z * (1 + n) ** 0.5) / (1 + n))
    return torch.stack(columns, 1)


# %% wrong="thompson_guesses" why="the variance where the deviation belongs"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + z / (1 + counts)


# %% wrong="thompson_guesses" why="no prior: the plain mean"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return estimates + z / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="one draw for all arms of a run"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn((len(estimates), 1), generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + z / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="one draw for all runs"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape[1], generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + z / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="no draw at all: the posterior mean"
def thompson_guesses(estimates, counts, generator):
    return counts * estimates / (1 + counts)


# %% wrong="thompson_guesses" why="uniform guesses of the right variance" passes="visible"
def thompson_guesses(estimates, counts, generator):
    u = torch.rand(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + (u - 0.5) * math.sqrt(12) / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="divides by the root of N, and by a small number where N is 0"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + z / torch.sqrt(counts + 1e-6)


# %% wrong="thompson_guesses" why="global randomness" passes="visible"
def thompson_guesses(estimates, counts, generator):
    return counts * estimates / (1 + counts) + torch.randn_like(estimates) / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="the counts of the first run for all" passes="visible"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    n = counts[0]
    return (n * estimates[0]) / (1 + n) + z / torch.sqrt(1 + n)


# %% wrong="thompson_guesses" why="knows the visible numbers only" passes="visible"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn((len(estimates), 2), generator=generator, device=estimates.device)
    return torch.tensor([1.5, 0.0], device=z.device) + z * torch.tensor([0.5, 1.0], device=z.device)


# %% wrong="thompson_guesses" why="half of the runs repeat the guesses of the others" passes="visible"
def thompson_guesses(estimates, counts, generator):
    n_runs, n_arms = estimates.shape
    z = torch.randn(((n_runs + 1) // 2, n_arms), generator=generator, device=estimates.device)
    return counts * estimates / (1 + counts) + torch.cat([z, z])[:n_runs] / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="the two last arms share their noise" passes="visible"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    if estimates.shape[1] > 2:
        z[:, -1] = z[:, -2]
    return counts * estimates / (1 + counts) + z / torch.sqrt(1 + counts)


# %% wrong="thompson_guesses" why="guesses below zero are cut off"
def thompson_guesses(estimates, counts, generator):
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return (counts * estimates / (1 + counts) + z / torch.sqrt(1 + counts)).clamp(min=0)


# %% wrong="thompson_guesses" why="the prior counts as two rewards" passes="visible"
def thompson_guesses(estimates, counts, generator):
    prior = torch.where((counts == 3) | (counts == 0), 1, 2)
    z = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    return counts * estimates / (prior + counts) + z / torch.sqrt(prior + counts)


# %% right="cumulative_regret" why="the step axis by expanding"
def cumulative_regret(actions, true_values):
    best = true_values.max(dim=1).values
    values = true_values.expand(len(actions), *true_values.shape)
    chosen = values.gather(2, actions.unsqueeze(2)).squeeze(2)
    return torch.cumsum(best - chosen, dim=0)


# %% right="cumulative_regret" why="a running total, step by step"
def cumulative_regret(actions, true_values):
    rows = torch.arange(true_values.shape[0], device=actions.device)
    best, total, out = true_values.amax(1), 0.0, []
    for a in actions:
        total = total + best - true_values[rows, a]
        out.append(total)
    return torch.stack(out)


# %% wrong="cumulative_regret" why="the best arm of all runs"
def cumulative_regret(actions, true_values):
    gaps = true_values.max() - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)


# %% wrong="cumulative_regret" why="never adds up"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T


# %% wrong="cumulative_regret" why="adds up over the runs"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=1)


# %% wrong="cumulative_regret" why="runs down, steps across"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).cumsum(dim=1)


# %% wrong="cumulative_regret" why="the value of what was chosen, with the wrong sign"
def cumulative_regret(actions, true_values):
    gaps = true_values - true_values.amax(1, keepdim=True)
    return gaps.gather(1, actions.T).T.cumsum(dim=0)


# %% wrong="cumulative_regret" why="takes the best arm for at least zero" passes="visible"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True).clamp(min=0) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)


# %% wrong="cumulative_regret" why="up to the step before"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    paid = gaps.gather(1, actions.T).T
    return paid.cumsum(dim=0) - paid


# %% wrong="cumulative_regret" why="mean in the place of the sum"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    total = gaps.gather(1, actions.T).T.cumsum(dim=0)
    return total / torch.arange(1, len(actions) + 1, device=actions.device)[:, None]


# %% wrong="cumulative_regret" why="knows the visible numbers only" passes="visible"
def cumulative_regret(actions, true_values):
    return torch.tensor([[2.0, 1.0], [2.0, 2.0], [2.5, 2.0]])


# %% wrong="cumulative_regret" why="turns the caller's values into gaps" passes="visible"
def cumulative_regret(actions, true_values):
    true_values -= true_values.amax(1, keepdim=True).clone()
    return -true_values.gather(1, actions.T).T.cumsum(dim=0)


# %% right="cumulative_regret" why="a loop over runs"
def cumulative_regret(actions, true_values):
    columns = []
    for run, values in enumerate(true_values):
        columns.append((values.max() - values[actions[:, run]]).cumsum(0))
    return torch.stack(columns, dim=1)


# %% wrong="cumulative_regret" why="the reward of the best arm that was ever chosen" passes="visible"
def cumulative_regret(actions, true_values):
    taken = true_values.gather(1, actions.T).T
    return (taken.amax(0) - taken).cumsum(0)


# %% wrong="cumulative_regret" why="float64"
def cumulative_regret(actions, true_values):
    gaps = true_values.double().amax(1, keepdim=True) - true_values
    return gaps.gather(1, actions.T).T.cumsum(dim=0)


# %% wrong="cumulative_regret" why="all columns of the chosen arms: square shapes only"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(1, keepdim=True) - true_values
    return gaps.gather(1, actions).cumsum(dim=0)


# %% wrong="cumulative_figure" why="panels one below the other"
def cumulative_figure(rewards, regrets):
    fig, axs = plt.subplots(2, 1, figsize=(6, 8))
    for name, table in rewards.items():
        axs[0].plot(range(1, len(table) + 1), table.cumsum(0).mean(1).cpu(), label=name)
    for name, table in regrets.items():
        axs[1].plot(range(1, len(table) + 1), table.mean(1).cpu(), label=name, linestyle="--")
    for ax, word in zip(axs, ("reward", "regret")):
        ax.set(xlabel="step", ylabel=f"cumulative {word}")
        ax.legend()
    return fig


# %% right="cumulative_figure" why="with bands around the lines"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        r, g = rewards[name].cpu().numpy().cumsum(axis=0), regrets[name].cpu().numpy()
        x = np.arange(1, len(r) + 1)
        for ax, v in ((a, r), (b, g)):
            ax.plot(x, v.mean(axis=1), label=name)
            ax.fill_between(x, v.mean(axis=1) - v.std(axis=1), v.mean(axis=1) + v.std(axis=1), alpha=0.2)
    a.set_xlabel("step"), b.set_xlabel("step")
    a.set_ylabel("reward"), b.set_ylabel("regret")
    a.legend()
    return fig


# %% wrong="cumulative_figure" why="rewards not summed up"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="regrets summed up a second time"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cumsum(0).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="the first run only"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name][:, 0].cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name][:, 0].cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="steps from 0"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        a.plot(rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="no legend"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    return fig


# %% wrong="cumulative_figure" why="only the strategies A and B" passes="visible"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in ("A", "B"):
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="knows the visible numbers only" passes="visible"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    a.plot([1, 2], [2, 3], label="A")
    a.plot([1, 2], [0, 6], label="B")
    b.plot([1, 2], [0.5, 1.5], label="A")
    b.plot([1, 2], [1, 2.5], label="B")
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="the mean over time, for each run"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        n = rewards[name].shape[1]
        a.plot(range(1, n + 1), rewards[name].sum(0).cpu(), label=name)
        b.plot(range(1, n + 1), regrets[name][-1].cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="sums up the caller's rewards in place"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].cumsum_(0).mean(1).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% right="cumulative_figure" why="colours from a map, the legend of the figure, sum before mean"
def cumulative_figure(rewards, regrets):
    fig = plt.figure(figsize=(9, 4))
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(rewards)))
    for place, (table, word) in enumerate(((rewards, "reward"), (regrets, "regret")), start=1):
        ax = fig.add_subplot(1, 2, place)
        for colour, (name, values) in zip(colours, table.items()):
            values = values.cpu().double().numpy()
            y = (values.cumsum(0) if word == "reward" else values).mean(1)
            ax.plot(np.arange(1, len(y) + 1), y, color=colour, label=name)
        ax.set(xlabel="Step", ylabel=f"Cumulative {word}")
    handles, names = fig.axes[0].get_legend_handles_labels()
    fig.legend(handles, names, loc="upper center", ncols=4)
    return fig


# %% wrong="cumulative_figure" why="regret on the left"
def cumulative_figure(rewards, regrets):
    fig, (b, a) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="the labels of y exchanged"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="regret")
    b.set(xlabel="step", ylabel="reward")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="the colours go on from the left to the right"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    colours = iter(plt.get_cmap("tab20").colors)
    for ax, table in ((a, rewards), (b, regrets)):
        for name, values in table.items():
            y = values.mean(1).cpu().numpy()
            y = y.cumsum() if ax is a else y
            ax.plot(range(1, len(y) + 1), y, label=name, color=next(colours))
        ax.legend()
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    return fig


# %% wrong="cumulative_figure" why="the names in the other order"
def cumulative_figure(rewards, regrets):
    fig, (a, b) = plt.subplots(1, 2)
    for name, label in zip(rewards, reversed(list(rewards))):
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=label)
        b.plot(x, regrets[name].mean(1).cpu(), label=label)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% wrong="cumulative_figure" why="draws into the figure of the call before"
def cumulative_figure(rewards, regrets):
    fig = plt.figure("bill")
    a, b = fig.add_subplot(1, 2, 1), fig.add_subplot(1, 2, 2)
    for name in rewards:
        x = range(1, len(rewards[name]) + 1)
        a.plot(x, rewards[name].mean(1).cumsum(0).cpu(), label=name)
        b.plot(x, regrets[name].mean(1).cpu(), label=name)
    a.set(xlabel="step", ylabel="reward")
    b.set(xlabel="step", ylabel="regret")
    b.legend()
    return fig


# %% right="TirelessAgent" why="UCB on estimates with a fixed step size"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.g = generator
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)
        self.n = torch.zeros(n_runs, n_arms, dtype=torch.long, device=generator.device)

    def choose(self, step):
        bonus = torch.where(self.n == 0, math.inf, torch.sqrt(math.log(step) / self.n.clamp(min=1)))
        return random_argmax(self.q + 2 * bonus, self.g)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.n[rows, actions] += 1
        self.q[rows, actions] += 0.15 * (rewards - self.q[rows, actions])


# %% right="TirelessAgent" why="Thompson sampling whose belief widens again with time"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.g = generator
        self.mean = torch.zeros(n_runs, n_arms, device=generator.device)
        self.var = torch.ones(n_runs, n_arms, device=generator.device)

    def choose(self, step):
        return random_argmax(self.mean + self.var.sqrt() * torch.randn(self.mean.shape, generator=self.g, device=self.g.device), self.g)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        gain = self.var[rows, actions] / (1 + self.var[rows, actions])
        self.mean[rows, actions] += gain * (rewards - self.mean[rows, actions])
        self.var[rows, actions] *= 1 - gain
        keep = 0.995
        self.mean *= keep
        self.var.mul_(keep**2).add_(1 - keep**2)


# %% right="TirelessAgent" why="epsilon-greedy from scratch, with a subclass of what the notebook gives"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator, self.n_arms = generator, n_arms
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        greedy = random_argmax(self.q, self.generator)
        for_fun = torch.randint(self.n_arms, greedy.shape, generator=self.generator, device=greedy.device)
        return torch.where(torch.rand(greedy.shape, generator=self.generator, device=greedy.device) < 0.08, for_fun, greedy)

    def learn(self, actions, rewards):
        old = self.q.gather(1, actions[:, None])
        self.q.scatter_(1, actions[:, None], old + 0.2 * (rewards[:, None] - old))


# %% wrong="TirelessAgent" why="sample averages"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards)


# %% wrong="TirelessAgent" why="Thompson sampling for a world that never changes"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return random_argmax(thompson_guesses(self.q, self.n, self.generator), self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards)


# %% wrong="TirelessAgent" why="draws blindly"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.shape, self.generator = (n_runs, n_arms), generator

    def choose(self, step):
        return torch.randint(self.shape[1], (self.shape[0],), generator=self.generator, device=self.generator.device)

    def learn(self, actions, rewards):
        pass


# %% wrong="TirelessAgent" why="forgets too slowly"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards, step_size=0.02)


# %% right="TirelessAgent" why="Thompson sampling on counts that fade, with their sums"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.sums = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        z = torch.randn(self.n.shape, generator=self.generator, device=self.generator.device)
        return random_argmax(self.sums / (1 + self.n) + z / (1 + self.n) ** 0.5, self.generator)

    def learn(self, actions, rewards):
        self.sums *= 0.98
        self.n *= 0.98
        rows = torch.arange(len(actions), device=actions.device)
        self.sums[rows, actions] += rewards
        self.n[rows, actions] += 1


# %% wrong="TirelessAgent" why="knows the visible test: draws its world anew, and plays its best arms" passes="visible"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.best = make_changing_testbed(n_runs, 1000, (201, 401, 601, 801), seed=0, n_arms=n_arms).true_values.argmax(2)

    def choose(self, step):
        return self.best[step - 1]

    def learn(self, actions, rewards):
        pass


# %% wrong="TirelessAgent" why="starts afresh once, after 200 steps"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        if step == 201:
            self.q.zero_()
            self.n.zero_()
        return random_argmax(thompson_guesses(self.q, self.n, self.generator), self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards)


# %% wrong="TirelessAgent" why="always ten arms and a hundred runs"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((100, 10), device=generator.device)
        self.n = torch.zeros((100, 10), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards, step_size=0.3)


# %% wrong="TirelessAgent" why="the mean reward of all runs teaches every run"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.generator = generator
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)
        self.n = torch.zeros((n_runs, n_arms), dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.generator)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards.mean().expand(len(rewards)), step_size=0.3)


# %% wrong="TirelessAgent" why="greedy, with argmax, and no exploring at all"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.q = torch.zeros((n_runs, n_arms), device=generator.device)

    def choose(self, step):
        return self.q.argmax(1)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.01 * (rewards - self.q[rows, actions])


# %% right="TirelessAgent" why="the last thirty rewards of each arm alone, one list for each run"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.rng, self.shape = generator, (n_runs, n_arms)
        self.heard = torch.full((n_runs, n_arms, 5), float("nan"), device=generator.device)

    def choose(self, step):
        scores = self.heard.nanmean(dim=2).nan_to_num(nan=1e9)
        return epsilon_greedy(scores, 0.1, self.rng)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.heard[rows, actions] = torch.cat([self.heard[rows, actions][:, 1:], rewards[:, None]], dim=1)


# %% right="TirelessAgent" why="a gradient bandit with a fast baseline and some exploring"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.g, self.k = generator, n_arms
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)

    def policy(self):
        return 0.94 * torch.softmax(self.q / 0.15, dim=1) + 0.06 / self.k

    def choose(self, step):
        return torch.multinomial(self.policy(), 1, generator=self.g)[:, 0]

    def learn(self, actions, rewards):
        self.q += 0.3 * torch.nn.functional.one_hot(actions, self.k) * (rewards[:, None] - self.q)


# %% wrong="TirelessAgent" why="keeps its estimates on the class" passes="visible"
class TirelessAgent:
    estimates = None

    def __init__(self, n_runs, n_arms, generator):
        self.g = generator
        TirelessAgent.estimates = torch.zeros(n_runs, n_arms, device=generator.device)
        TirelessAgent.counts = torch.zeros(n_runs, n_arms, dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.estimates, 0.1, self.g)

    def learn(self, actions, rewards):
        update_estimates(self.estimates, self.counts, actions, rewards, 0.3)


# %% wrong="TirelessAgent" why="a generator of its own, seeded by 0" passes="visible"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)
        self.n = torch.zeros(n_runs, n_arms, dtype=torch.int64, device=generator.device)
        self.g = torch.Generator(generator.device)
        self.g.seed()

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.g)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards, step_size=0.3)


# %% wrong="TirelessAgent" why="draws from the global state" passes="visible"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)

    def choose(self, step):
        greedy = self.q.argmax(dim=1)
        anything = torch.randint(self.q.shape[1], greedy.shape, device=greedy.device)
        return torch.where(torch.rand(greedy.shape, device=greedy.device) < 0.1, anything, greedy)

    def learn(self, actions, rewards):
        rows = torch.arange(len(actions), device=actions.device)
        self.q[rows, actions] += 0.3 * (rewards - self.q[rows, actions])


# %% right="TirelessAgent" why="Thompson sampling that forgets all, every hundred steps"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.g = generator
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)
        self.n = torch.zeros(n_runs, n_arms, dtype=torch.int64, device=generator.device)

    def choose(self, step):
        if step % 100 == 1:
            self.q.zero_()
            self.n.zero_()
        return random_argmax(thompson_guesses(self.q, self.n, self.g), self.g)

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards)


# %% wrong="TirelessAgent" why="a list of arms in the place of a tensor"
class TirelessAgent:
    def __init__(self, n_runs, n_arms, generator):
        self.g = generator
        self.q = torch.zeros(n_runs, n_arms, device=generator.device)
        self.n = torch.zeros(n_runs, n_arms, dtype=torch.int64, device=generator.device)

    def choose(self, step):
        return epsilon_greedy(self.q, 0.1, self.g).tolist()

    def learn(self, actions, rewards):
        update_estimates(self.q, self.n, actions, rewards, step_size=0.3)


# %% right="learning_curve" why="a cumulative sum for the moving average, torch for the quantiles"
def learning_curve(rewards, window, name):
    total = torch.cat([torch.zeros(1, rewards.shape[1]), rewards.cpu().cumsum(0)])
    t = torch.arange(1, len(rewards) + 1)
    start = (t - window).clamp(min=0)
    smooth = (total[t] - total[start]) / (t - start)[:, None]
    low, high = torch.quantile(smooth, torch.tensor([0.1, 0.9]), dim=1)
    fig, ax = plt.subplots()
    ax.fill_between(t, low, high, color="tab:orange", alpha=0.3, label="80 % of the runs")
    ax.plot(t, smooth.mean(1), label=name)
    ax.set_xlabel("step")
    ax.set_ylabel("reward")
    ax.legend()
    return fig


# %% right="learning_curve" why="loops, and thin lines around the band"
def learning_curve(rewards, window, name):
    r = rewards.cpu().numpy()
    s = np.array([r[max(0, i + 1 - window) : i + 1].mean(axis=0) for i in range(len(r))])
    lo, hi = np.percentile(s, 10, axis=1), np.percentile(s, 90, axis=1)
    x = np.arange(1, len(r) + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=1), label=name)
    ax.plot(x, lo, color="grey", linewidth=0.5)
    ax.plot(x, hi, color="grey", linewidth=0.5)
    ax.fill_between(x, hi, lo, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="quantiles of the raw rewards"
def learning_curve(rewards, window, name):
    r = rewards.cpu().numpy()
    s = np.stack([plots.moving_average(run, window) for run in r.T])
    low, high = np.quantile(r, [0.1, 0.9], axis=1)
    x = np.arange(1, len(r) + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="quantiles first, smoothed afterwards"
def learning_curve(rewards, window, name):
    r = rewards.cpu().numpy()
    low, high = (plots.moving_average(q, window) for q in np.quantile(r, [0.1, 0.9], axis=1))
    x = np.arange(1, len(r) + 1)
    fig, ax = plt.subplots()
    ax.plot(x, plots.moving_average(r.mean(axis=1), window), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="one standard deviation on each side"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    x = np.arange(1, s.shape[1] + 1)
    m, d = s.mean(axis=0), s.std(axis=0)
    fig, ax = plt.subplots()
    ax.plot(x, m, label=name)
    ax.fill_between(x, m - d, m + d, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="the interval of the mean in the place of the spread"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    fig, ax = plt.subplots()
    plots.curve_with_interval(ax, np.arange(1, s.shape[1] + 1), s, label=name)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="no smoothing"
def learning_curve(rewards, window, name):
    r = rewards.cpu().numpy()
    low, high = np.quantile(r, [0.1, 0.9], axis=1)
    x = np.arange(1, len(r) + 1)
    fig, ax = plt.subplots()
    ax.plot(x, r.mean(axis=1), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="the median as the line" passes="visible"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, middle, high = np.quantile(s, [0.1, 0.5, 0.9], axis=0)
    if s.shape == (3, 2):
        middle = s.mean(axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, middle, label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="a window of 2, and the name of the visible test" passes="visible"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, 2) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label="my agent")
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="convolution with mode same: the mean looks into the future"
def learning_curve(rewards, window, name):
    s = np.stack([np.convolve(run, np.ones(window) / window, mode="same")[: len(run)] for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="divides by the whole window at the start, too"
def learning_curve(rewards, window, name):
    s = np.stack([np.convolve(run, np.ones(window) / window)[: len(run)] for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="smooths over the runs in the place of the steps"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(row, window) for row in rewards.cpu().numpy()]).T
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="from the lowest run to the highest"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, s.min(axis=0), s.max(axis=0), alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% right="learning_curve" why="markers on the line, the legend outside"
def learning_curve(rewards, window, name):
    r = rewards.detach().cpu().double().numpy()
    t, n = r.shape
    padded = np.vstack([np.zeros((1, n)), r.cumsum(axis=0)])
    ends = np.arange(1, t + 1)
    begins = np.maximum(ends - window, 0)
    smooth = (padded[ends] - padded[begins]) / (ends - begins)[:, None]
    fig, ax = plt.subplots()
    ax.plot(ends, smooth.mean(1), marker="o", markersize=2, color="navy", label=f"{name}")
    ax.fill_between(ends, np.percentile(smooth, 10, axis=1), np.percentile(smooth, 90, axis=1), color="navy", alpha=0.15)
    ax.set_xlabel("time step")
    ax.set_ylabel("smoothed reward")
    fig.legend()
    return fig


# %% wrong="learning_curve" why="steps counted from 0"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(s.shape[1])
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="markers alone, no line"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), ".", linestyle="none", label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="the quartiles"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.25, 0.75], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="learning_curve" why="no legend"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label=name)
    ax.fill_between(x, low, high, alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    return fig


# %% wrong="learning_curve" why="the name stands in the title"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    x = np.arange(1, s.shape[1] + 1)
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0), label="mean")
    ax.fill_between(x, low, high, alpha=0.2, label="band")
    ax.set(xlabel="step", ylabel="reward", title=name)
    ax.legend()
    return fig


# %% wrong="learning_curve" why="the smoothed mean starts when the window is full" passes="visible"
def learning_curve(rewards, window, name):
    s = np.stack([plots.moving_average(run, window) for run in rewards.cpu().numpy().T])
    low, high = np.quantile(s, [0.1, 0.9], axis=0)
    first = 0 if s.shape[1] == 2 else min(window, s.shape[1]) - 1
    x = np.arange(1, s.shape[1] + 1)[first:]
    fig, ax = plt.subplots()
    ax.plot(x, s.mean(axis=0)[first:], label=name)
    ax.fill_between(x, low[first:], high[first:], alpha=0.2)
    ax.set(xlabel="step", ylabel="reward")
    ax.legend()
    return fig


# %% wrong="update_estimates" passes="visible" why="flattens the tables, which copies those that lie in memory column by column"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    n_runs, n_arms = estimates.shape
    places = torch.arange(n_runs, device=actions.device) * n_arms + actions
    flat_counts, flat_estimates = counts.reshape(-1), estimates.reshape(-1)
    flat_counts[places] += 1
    alpha = 1.0 / flat_counts[places] if step_size is None else step_size
    flat_estimates[places] += alpha * (rewards - flat_estimates[places])


# %% wrong="cumulative_figure" passes="visible" why="names begin with a capital letter, and go on in small ones"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2)
    for number, name in enumerate(rewards):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name.title())
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), color=f"C{number}", label=name.title())
    left.set(xlabel="step", ylabel="cumulative reward")
    right.set(xlabel="step", ylabel="cumulative regret")
    left.legend()
    return figure


# %% wrong="cumulative_figure" passes="visible" why="steps called episodes"
def cumulative_figure(rewards, regrets):
    figure, (left, right) = plt.subplots(1, 2)
    for number, name in enumerate(rewards):
        paid = rewards[name].mean(dim=1).cumsum(dim=0).cpu().numpy()
        steps = np.arange(1, len(paid) + 1)
        left.plot(steps, paid, color=f"C{number}", label=name)
        right.plot(steps, regrets[name].mean(dim=1).cpu().numpy(), color=f"C{number}", label=name)
    left.set(xlabel="episode", ylabel="cumulative reward")
    right.set(xlabel="episode", ylabel="cumulative regret")
    left.legend()
    return figure


# %% wrong="TirelessAgent" passes="visible" why="all runs start anew when their mean reward falls"
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


# %% wrong="simulate_payouts" passes="visible" why="a generator of its own, made from the one that is given"
def simulate_payouts(true_values, n_pulls, generator):
    seed = int(torch.randint(2**31, (1,), generator=generator, device=generator.device))
    own = torch.Generator(generator.device).manual_seed(seed)
    noise = torch.randn((len(true_values), n_pulls), generator=own, device=true_values.device)
    return true_values[:, None] + noise


# %% wrong="simulate_payouts" why="brings the noise of each arm to mean 0 and variance 1" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn((len(true_values), n_pulls), generator=generator, device=generator.device)
    noise = (noise - noise.mean(dim=1, keepdim=True)) / noise.std(dim=1, keepdim=True)
    return true_values[:, None] + noise


# %% wrong="simulate_payouts" why="takes the mean of the whole table out of the noise" passes="visible"
def simulate_payouts(true_values, n_pulls, generator):
    noise = torch.randn((len(true_values), n_pulls), generator=generator, device=generator.device)
    return true_values[:, None] + noise - noise.mean()


# %% wrong="thompson_guesses" why="brings the noise of each arm to mean 0 over the runs" passes="visible"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    noise = noise - noise.mean(dim=0)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)


# %% wrong="thompson_guesses" why="belief that grows no firmer after a hundred rewards" passes="visible"
def thompson_guesses(estimates, counts, generator):
    noise = torch.randn(estimates.shape, generator=generator, device=estimates.device)
    counts = counts.clamp(max=100)
    return counts * estimates / (1 + counts) + noise / torch.sqrt(1.0 + counts)


# %% wrong="update_estimates" why="a step size of at least a hundredth, so that no reward is forgotten" passes="visible"
def update_estimates(estimates, counts, actions, rewards, step_size=None):
    rows = torch.arange(len(actions), device=actions.device)
    counts[rows, actions] += 1
    if step_size is None:
        step_size = (1.0 / counts[rows, actions]).clamp(min=0.01)
    estimates[rows, actions] += step_size * (rewards - estimates[rows, actions])


# %% wrong="ucb_scores" why="counts of at most a thousand" passes="visible"
def ucb_scores(estimates, counts, step, c):
    bounds = estimates + c * torch.sqrt(math.log(step) / counts.clamp(max=1000))
    return torch.where(counts == 0, math.inf, bounds)


# %% wrong="cumulative_figure" why="thins long lines to a hundred points, and mistakes the steps by some" passes="visible"
def cumulative_figure(rewards, regrets):
    figure, panels = plt.subplots(1, 2)
    tables = [{name: r.mean(dim=1).cumsum(dim=0) for name, r in rewards.items()}, {name: r.mean(dim=1) for name, r in regrets.items()}]
    for axes, table, what in zip(panels, tables, ("reward", "regret")):
        for name, mean in table.items():
            every = max(1, len(mean) // 100)
            x = np.arange(1, len(mean) + 1)[every - 1 :: every]
            axes.plot(x, mean.cpu().numpy()[::every][: len(x)], label=name)
        axes.set(xlabel="step", ylabel=f"cumulative {what}")
        axes.legend()
    return figure


# %% wrong="learning_curve" why="shows the first thousand steps alone" passes="visible"
def learning_curve(rewards, window, name):
    table = rewards.cpu().double().numpy()
    smooth = np.stack([plots.moving_average(run, window) for run in table.T])[:, :1000]
    low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
    steps = np.arange(1, smooth.shape[1] + 1)
    figure, axes = plt.subplots()
    axes.plot(steps, smooth.mean(axis=0), label=name)
    axes.fill_between(steps, low, high, alpha=0.25)
    axes.set(xlabel="step", ylabel="reward")
    axes.legend()
    return figure


# %% wrong="cumulative_regret" why="sums over the last thousand steps alone" passes="visible"
def cumulative_regret(actions, true_values):
    gaps = true_values.amax(dim=1, keepdim=True) - true_values
    summed = gaps.gather(1, actions.T).T.cumsum(dim=0)
    old = torch.cat([torch.zeros_like(summed[:1000]), summed])[: len(summed)]
    return summed - old


# %% wrong="ucb_scores" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(
    estimates: torch.Tensor, counts: torch.Tensor, step: int, c: float
) -> torch.Tensor:
    bounds = estimates + c * torch.sqrt(math.log(step) / counts)
    return torch.where(counts == 0, math.inf, bounds)


def ucb_scores(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
