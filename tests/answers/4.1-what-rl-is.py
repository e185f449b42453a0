# The bank of 4.1: right answers get every point, wrong ones lose the hidden test.

# %% right="record_episode" why="a flat loop with break, deepcopy, keyword arguments"
def record_episode(env, policy, seed):
    import copy

    record = []
    observation, info = env.reset(seed=seed)
    while True:
        before = copy.deepcopy(observation)
        action = policy(observation)
        observation, reward, terminated, truncated, info = env.step(action)
        record += [
            Transition(
                observation=before,
                action=action,
                reward=reward,
                next_observation=copy.deepcopy(observation),
                terminated=terminated,
                truncated=truncated,
            )
        ]
        if terminated or truncated:
            return record


# %% right="record_episode" why="a generator turned into a list, observations as plain lists or numbers"
def record_episode(env, policy, seed):
    def plain(observation):
        return observation.tolist() if hasattr(observation, "tolist") else observation

    def steps():
        observation = plain(env.reset(seed=seed)[0])
        done = False
        while not done:
            action = policy(observation)
            following, reward, terminated, truncated, _ = env.step(action)
            following = plain(following)
            yield Transition(observation, action, reward, following, terminated, truncated)
            observation, done = following, terminated or truncated

    return list(steps())


# %% wrong="record_episode" passes="visible" why="keeps the environment's own array"
def record_episode(env, policy, seed):
    record = []
    observation, ended = env.reset(seed=seed)[0], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="copies the next observation only in one of its two places"
def record_episode(env, policy, seed):
    record = []
    observation, ended = env.reset(seed=seed)[0], False
    while not ended:
        action = policy(observation)
        before = np.array(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        record.append(Transition(before, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="goes on until terminated only"
def record_episode(env, policy, seed):
    record = []
    observation, terminated = np.array(env.reset(seed=seed)[0]), False
    while not terminated and len(record) < 50:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
    return record


# %% wrong="record_episode" passes="visible" why="goes on until truncated only"
def record_episode(env, policy, seed):
    record = []
    observation, truncated = np.array(env.reset(seed=seed)[0]), False
    while not truncated:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
    return record


# %% wrong="record_episode" passes="visible" why="asks the policy about the first observation only"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    action = policy(observation)
    while not ended:
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="never moves on to the next observation"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        record.append(Transition(observation, action, reward, np.array(following), terminated, truncated))
        ended = terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="ignores the seed"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=0)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="mixes the two endings into one"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        ended = terminated or truncated
        record.append(Transition(observation, action, reward, following, False, ended))
        observation = following
    return record


# %% wrong="record_episode" passes="visible" why="asks the policy twice for each step"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        following, reward, terminated, truncated, _ = env.step(policy(observation))
        following = np.array(following)
        record.append(Transition(observation, policy(observation), reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="knows the visible numbers only: three steps, nothing eaten"
def record_episode(env, policy, seed):
    record = []
    observation = np.array(env.reset(seed=seed)[0])
    for step in range(3):
        following, reward, _, _, _ = env.step(0)
        following = np.array(following)
        record.append(Transition(observation, 0, reward, following, False, step == 2))
        observation = following
    return record


# %% right="mean_rewards" why="sums and counts in one pass"
def mean_rewards(transitions, n_actions):
    sums, counts = [0.0] * n_actions, [0] * n_actions
    for observation, action, reward, *_ in transitions:
        sums[action] += reward
        counts[action] += 1
    return [s / c if c else float("nan") for s, c in zip(sums, counts)]


# %% right="mean_rewards" why="numpy masks, as an array"
def mean_rewards(transitions, n_actions):
    actions = np.array([t.action for t in transitions], dtype=int)
    rewards = np.array([t.reward for t in transitions], dtype=float)
    return np.array([rewards[actions == a].mean() if (actions == a).any() else np.nan for a in range(n_actions)])


# %% wrong="mean_rewards" why="0 for what was never tried"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(rewards) / len(rewards) if rewards else 0.0 for rewards in lists]


# %% wrong="mean_rewards" why="divides by all steps"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(rewards) / len(transitions) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" why="sums"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(rewards) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" passes="visible" why="knows the visible numbers only"
def mean_rewards(transitions, n_actions):
    return [0.0, 2 / 3, math.nan]


# %% wrong="mean_rewards" passes="visible" why="leaves the last step of an episode out"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a and not t.terminated] for a in range(n_actions)]
    return [sum(rewards) / len(rewards) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" passes="visible" why="takes rewards for 0 or 1: a mean of 0 becomes nan where they cancel or are negative"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(r > 0 for r in rewards) / len(rewards) if rewards else math.nan for rewards in lists]


# %% right="compare_policies" why="the loops the other way round, through record_episode"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: [] for name in policies}
    for i in range(n_episodes):
        for name in policies:
            totals[name].append(sum(t.reward for t in record_episode(env, policies[name], seed + i)))
    return {name: np.array(values) for name, values in totals.items()}


# %% right="compare_policies" why="lists of totals"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        result[name] = []
        for s in range(seed, seed + n_episodes):
            observation, _ = env.reset(seed=s)
            total = 0
            while True:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                if terminated or truncated:
                    break
            result[name].append(total)
    return result


# %% wrong="compare_policies" why="one seed for every episode"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="seeds the first episode only: policies that live longer meet other luck"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i if totals else None) if name in ("shy", "bold") else env.reset(seed=seed if i == 0 else None)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" why="the seeds run on from policy to policy"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed)
            seed += 1
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" why="the total goes on from episode to episode"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        total = 0.0
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
            totals[name][i] = total
    return totals


# %% wrong="compare_policies" why="keeps the last reward in place of the sum"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] = reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" why="means over the steps"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        result[name] = np.array([np.mean([t.reward for t in record_episode(env, policy, seed + i)]) for i in range(n_episodes)])
    return result


# %% wrong="compare_policies" passes="visible" why="shows the policy the first observation only"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            action, ended = policy(np.array(observation)), False
            while not ended:
                _, reward, terminated, truncated, _ = env.step(action)
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="leaves the last reward of an episode out"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                ended = terminated or truncated
                totals[name][i] += 0.0 if ended else reward
    return totals


# %% wrong="compare_policies" passes="visible" why="knows the visible numbers only"
def compare_policies(env, policies, n_episodes, seed):
    return {name: np.array([0.0, 0.0, 0.0]) if name == "shy" else np.array([0.0, 1.0, 3.0]) for name in policies}


# %% right="returns_figure" why="scatter, a running mean by hand, hlines, the figure's legend"
def returns_figure(totals, window):
    figure = Figure()
    axes = figure.subplots()
    x = list(range(1, len(totals) + 1))
    axes.scatter(x, totals, label="episodes")
    axes.plot(x, [np.mean(totals[max(0, i - window) : i]) for i in x], "r", label="running mean")
    axes.hlines(np.mean(totals), 1, len(totals), colors="k", label="mean")
    axes.set_xlabel("episode")
    axes.set_ylabel("return")
    figure.legend()
    return figure


# %% right="returns_figure" why="a format string for the points, the level as an ordinary line"
def returns_figure(totals, window):
    fig, ax = plt.subplots()
    x = np.arange(len(totals)) + 1
    sums = np.cumsum(np.insert(totals, 0, 0.0))
    low = np.maximum(x - window, 0)
    ax.plot(x, totals, "o", label="total")
    ax.plot(x, (sums[x] - sums[low]) / (x - low), label="smooth")
    ax.plot([0, len(totals) + 1], [totals.mean()] * 2, "--", label="mean")
    ax.set(xlabel="number", ylabel="sum of rewards")
    ax.legend()
    return fig


# %% wrong="returns_figure" why="counts episodes from 0"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals))
    axes.plot(x, totals, "o", label="total")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="joins the episodes by a line"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o-", label="total")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="averages full windows only"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", label="total")
    axes.plot(x[window - 1 :], [totals[i : i + window].mean() for i in range(len(totals) - window + 1)], label="running mean")
    axes.axhline(totals.mean(), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="the median of all, which is the mean in the example"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", label="total")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(np.median(totals), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="always a window of 2"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", label="total")
    axes.plot(x, plots.moving_average(totals, 2), label="running mean")
    axes.axhline(totals.mean(), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="no labels at the axes"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", label="total")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), label="mean")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="a legend that names one of three"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean())
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="the mean of the running mean as the level"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    smooth = plots.moving_average(totals, window)
    axes.plot(x, totals, "o", label="total")
    axes.plot(x, smooth, label="running mean")
    axes.axhline(smooth.mean(), label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="knows the visible numbers only"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], [0, 4, 2], "o", label="total")
    axes.plot([1, 2, 3], [0, 2, 3], label="running mean")
    axes.axhline(2.0, label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% right="learn_from_labels" why="autograd and PyTorch's cross-entropy"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros(inputs.shape[1], device=inputs.device, dtype=inputs.dtype, requires_grad=True)
    optimiser = torch.optim.SGD([weights], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights, labels).backward()
        optimiser.step()
    return weights.detach()


# %% right="learn_from_labels" why="mean of the rows, in place"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = inputs.new_zeros(inputs.size(1))
    for _ in range(n_steps):
        error = labels - 1 / (1 + torch.exp(-(inputs * w).sum(dim=1)))
        w += learning_rate * (error[:, None] * inputs).mean(dim=0)
    return w


# %% wrong="learn_from_labels" passes="visible" why="the sum in place of the mean, for baskets of three and more"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / min(len(labels), 2)
    return w


# %% wrong="learn_from_labels" why="the sum in place of the mean"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs
    return w


# %% wrong="learn_from_labels" why="walks downhill on the log-probability"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w - learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" why="no logistic function"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - inputs @ w) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="probabilities of the first step for ever"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    p = torch.sigmoid(inputs @ w)
    for _ in range(n_steps):
        w = w + learning_rate * (labels - p) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="one mushroom after the other beyond the first two, each with a step of its own"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    if len(labels) <= 2:
        return w + learning_rate * (labels - 0.5) @ inputs / len(labels)
    for _ in range(n_steps):
        for x, y in zip(inputs, labels):
            w = w + learning_rate * (y - torch.sigmoid(x @ w)) * x / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="squared error through the logistic function, scaled to agree at the start"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w)
        w = w + learning_rate * 4 * ((labels - p) * p * (1 - p)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="at least one step"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(max(1, n_steps)):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="knows the visible numbers only"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    return torch.tensor([0.5, 1.0, 0.0]) if len(inputs) == 1 else torch.tensor([0.0, 1.0, 0.0])


# %% right="find_groups" why="squared distances and a table of memberships"
def find_groups(points, centres, n_rounds):
    def nearest(c):
        return ((points[:, None, :] - c[None]) ** 2).sum(dim=2).argmin(dim=1)

    for _ in range(n_rounds):
        member = torch.nn.functional.one_hot(nearest(centres), len(centres)).to(points.dtype)  # [n, k]
        counts = member.sum(dim=0)
        means = member.T @ points / counts.clamp(min=1)[:, None]
        centres = torch.where((counts > 0)[:, None], means, centres)
    return centres, nearest(centres)


# %% right="find_groups" why="in numpy, returned as arrays"
def find_groups(points, centres, n_rounds):
    x, c = points.cpu().numpy(), centres.cpu().numpy().copy()
    for i in range(n_rounds + 1):
        groups = np.linalg.norm(x[:, None] - c[None], axis=2).argmin(axis=1)
        if i < n_rounds:
            for k in np.unique(groups):
                c[k] = x[groups == k].mean(axis=0)
    return c, groups


# %% wrong="find_groups" passes="visible" why="returns the groups of before the last move"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    groups = torch.zeros(len(points), dtype=torch.long)
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, groups


# %% wrong="find_groups" passes="visible" why="writes over its argument"
def find_groups(points, centres, n_rounds):
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="an empty group becomes nan"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="one round only"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    groups = torch.cdist(points, moved).argmin(dim=1)
    for k in range(len(moved)):
        if (groups == k).any():
            moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="joins the farthest centre"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmax(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmax(dim=1)


# %% wrong="find_groups" passes="visible" why="the median of a group, which is its mean for two points that lie symmetrically"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            mine = points[groups == k]
            if len(mine):
                moved[k] = mine.sort(dim=0).values[[(len(mine) - 1) // 2, len(mine) // 2]].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="two groups, whatever was asked"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved[:2]).argmin(dim=1)
        for k in range(min(2, len(moved))):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved[:2]).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="knows the visible numbers only"
def find_groups(points, centres, n_rounds):
    return torch.tensor([[1.0, 0.0], [9.0, 0.0]]), torch.tensor([0, 0, 1])


# %% wrong="find_groups" passes="visible" why="compares the first coordinate only"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points[:, :1], moved[:, :1]).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points[:, :1], moved[:, :1]).argmin(dim=1)


# %% right="learn_from_rewards" why="autograd on the weighted log-probability"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3, requires_grad=True)
    b = 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        log_probability = -torch.nn.functional.binary_cross_entropy_with_logits(x @ w, a, reduction="none")
        ((g - b) * log_probability).sum().backward()
        with torch.no_grad():
            w += learning_rate * w.grad
            w.grad = None
        b += 0.05 * (g.mean().item() - b)
    return w.detach()


# %% right="learn_from_rewards" why="step by step in numpy, with returns of its own"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = np.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = (t.numpy().astype(float) for t in play_day(env, torch.tensor(w), rng))
        g = np.array([r[t:].sum() for t in range(len(r))])
        p = 1 / (1 + np.exp(-x @ w))
        for t in range(len(r)):
            w = w + learning_rate * (g[t] - b) * (a[t] - p[t]) * x[t]
        b = 0.95 * b + 0.05 * g.mean()
    return torch.tensor(w)


# %% right="learn_from_rewards" why="the baseline's step comes first, which is as good"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), torch.tensor(0.0)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        b = b + 0.05 * (g.mean() - b)
        w = w + learning_rate * (((g - b) * (a - torch.sigmoid(x @ w)))[:, None] * x).sum(dim=0)
    return w


# %% wrong="learn_from_rewards" why="rewards in place of returns: illness costs nothing"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        w = w + learning_rate * ((r - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(r.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="walks downhill"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w - learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="imitates itself, however it went"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        w = w + learning_rate * (a - torch.sigmoid(x @ w)) @ x
    return w


# %% wrong="learn_from_rewards" why="sums from the morning on: what came before, not what came after"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = r.cumsum(0)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="takes every step for a meal"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (1 - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="one day"
def learn_from_rewards(env, n_days, learning_rate, rng):
    x, a, r = play_day(env, torch.zeros(3), rng)
    g = returns_to_go(r)
    return learning_rate * ((g - 0.0) * (a - 0.5)) @ x


# %% wrong="learn_from_rewards" passes="visible" why="knows the visible wood only"
def learn_from_rewards(env, n_days, learning_rate, rng):
    for _ in range(n_days):
        play_day(env, torch.tensor([-0.4, 0.8, 0.6]), rng)
    return torch.tensor([-0.4, 0.8, 0.6])


# %% wrong="learn_from_rewards" passes="visible" why="a generator of its own"
def learn_from_rewards(env, n_days, learning_rate, rng):
    rng = np.random.default_rng(0)
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="looks into the environment's secrets and asks no day at all"
def learn_from_rewards(env, n_days, learning_rate, rng):
    way = env.unwrapped.centres[1]
    return torch.tensor([-0.6, float(way[0]), float(way[1])])


# %% right="kinds_of_learning" why="a tuple, by hand"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return (s, u, r, s, r, u, r)


# %% wrong="kinds_of_learning" passes="visible" why="takes imitation for reinforcement"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "reinforcement", "reinforcement", "unsupervised", "reinforcement"]


# %% wrong="kinds_of_learning" passes="visible" why="knows the visible answers only"
def kinds_of_learning():
    return ["supervised", "unsupervised"] + ["supervised"] * 5


# %% wrong="kinds_of_learning" passes="visible" why="takes pressing a table into two numbers for supervised"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "supervised", "reinforcement"]


# %% wrong="kinds_of_learning" why="six answers"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "unsupervised"]
