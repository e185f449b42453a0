# %% right="record_episode" why="a while loop as in the pseudocode, np.array for the copies"
def record_episode(
    env: gym.Env[Any, Any], policy: Policy, seed: int
) -> list[Transition]:
    episode = []
    observation, _ = env.reset(seed=seed)
    observation = np.array(observation)
    ended = False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        ended = terminated or truncated
    return episode

# %% right="record_episode" why="deepcopy, while True with break, keyword arguments"
import copy


def record_episode(env, policy, seed):
    """Play one episode and record it."""
    steps: list[Transition] = []
    seen = copy.deepcopy(env.reset(seed=seed)[0])
    while True:
        done = policy(copy.deepcopy(seen))
        result = env.step(done)
        after = copy.deepcopy(result[0])
        steps.append(
            Transition(
                observation=seen,
                action=done,
                reward=float(result[1]),
                next_observation=after,
                terminated=bool(result[2]),
                truncated=bool(result[3]),
            )
        )
        if result[2] or result[3]:
            return steps
        seen = copy.deepcopy(after)

# %% right="record_episode" why="a generator of steps as a helper called _sample, list at the end"
def _sample(env, policy, seed):
    now, _info = env.reset(seed=seed)
    over = False
    while not over:
        before = now.copy() if isinstance(now, np.ndarray) else now
        action = policy(now)
        now, reward, terminated, truncated, _info = env.step(action)
        after = now.copy() if isinstance(now, np.ndarray) else now
        yield Transition(before, action, reward, after, terminated, truncated)
        over = terminated | truncated


def record_episode(env, policy, seed):
    return list(_sample(env, policy, seed))

# %% right="record_episode" why="recursion-free: collects columns first and zips them to transitions"
def record_episode(env, policy, seed):
    first, _ = env.reset(seed=seed)
    observations, actions, outcomes = [np.array(first)], [], []
    while not outcomes or not (outcomes[-1][1] or outcomes[-1][2]):
        actions.append(policy(observations[-1]))
        reached, *rest, _ = env.step(actions[-1])
        observations.append(np.array(reached))
        outcomes.append(rest)
    return [
        Transition(s, a, r, t, terminated, truncated)
        for s, a, (r, terminated, truncated), t in zip(
            observations[:-1], actions, outcomes, observations[1:], strict=True
        )
    ]

# %% wrong="record_episode" why="policy(observation) once for each step: it is asked once more after the last step"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0])
    action = policy(observation)
    while not ended:
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, action = following, policy(following)
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="others have whole numbers for observations, which have no method copy"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation, _ = env.reset(seed=seed)
    observation = observation.copy()
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = following.copy()
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="however many steps that takes: stops after 1000"
def record_episode(env, policy, seed):
    episode = []
    observation = np.array(env.reset(seed=seed)[0])
    for _ in range(1000):
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        if terminated or truncated:
            break
    return episode

# %% wrong="record_episode" why="terminated or truncated, it may be both: truncated is recorded only where the step is not terminated"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0])
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated and not terminated)
        )
        observation = following
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="action is policy(observation) of what the agent sees now: it is shown the observation of the step before"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0])
    while not ended:
        action = policy(episode[-1].observation if episode else observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="copies of the observations: whole numbers become fractions (dtype=float), so that they index no table any more"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0], dtype=float)
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following, dtype=float)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="keep copies: the next observation is the environment's own array"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation, _ = env.reset(seed=seed)
    while not ended:
        seen = np.array(observation)
        action = policy(seen)
        observation, reward, terminated, truncated, _ = env.step(action)
        episode.append(Transition(seen, action, reward, observation, terminated, truncated))
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="call env.reset(seed=seed) once: the environment is left reset for the next episode"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0])
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        episode.append(
            Transition(observation, action, reward, np.array(following), terminated, truncated)
        )
        observation = np.array(following)
        ended = terminated or truncated
    env.reset()
    return episode

# %% wrong="record_episode" why="play on until terminated or truncated: stops at the first reward of a step that is 0 after a meal, as the wood does"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0])
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, info = env.step(action)
        following = np.array(following)
        ill = action == EAT and reward == 0.0
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        ended = terminated or truncated or ill
    return episode

# %% right="mean_rewards" why="a list of rewards for each action"
def mean_rewards(
    transitions: Sequence[Transition], n_actions: int
) -> Sequence[float] | NDArray[np.float64]:
    brought: list[list[float]] = [[] for _ in range(n_actions)]
    for step in transitions:
        brought[step.action].append(step.reward)
    return [sum(rewards) / len(rewards) if rewards else math.nan for rewards in brought]

# %% right="mean_rewards" why="np.add.at and a division where there are counts"
def mean_rewards(transitions, n_actions):
    totals, counts = np.zeros(n_actions), np.zeros(n_actions)
    actions = np.array([t.action for t in transitions], dtype=np.int64)
    rewards = np.array([t.reward for t in transitions], dtype=np.float64)
    np.add.at(totals, actions, rewards)
    np.add.at(counts, actions, 1.0)
    return np.divide(totals, counts, out=np.full(n_actions, np.nan), where=counts > 0)

# %% right="mean_rewards" why="running means, one at a time"
def mean_rewards(transitions, n_actions):
    means, seen = [math.nan] * n_actions, [0] * n_actions
    for _, action, reward, *_ in transitions:
        a = int(action)
        seen[a] += 1
        means[a] = float(reward) if seen[a] == 1 else means[a] + (float(reward) - means[a]) / seen[a]
    return means

# %% right="mean_rewards" why="torch bincount: 0 / 0 is nan by itself"
def mean_rewards(transitions, n_actions):
    actions = torch.tensor([int(t.action) for t in transitions], dtype=torch.int64)
    rewards = torch.tensor([float(t.reward) for t in transitions], dtype=torch.float64)
    totals = torch.bincount(actions, weights=rewards, minlength=n_actions)
    return (totals / torch.bincount(actions, minlength=n_actions)).numpy()

# %% wrong="mean_rewards" why="transitions may be empty: np.bincount refuses an empty array of floats"
def mean_rewards(transitions, n_actions):
    actions = np.array([t.action for t in transitions])
    rewards = np.array([t.reward for t in transitions])
    counts = np.bincount(actions, minlength=n_actions)
    totals = np.bincount(actions, weights=rewards, minlength=n_actions)
    with np.errstate(invalid="ignore"):
        return totals / counts

# %% wrong="mean_rewards" why="transitions are not changed: sorted by action in place"
def mean_rewards(transitions, n_actions):
    means = [math.nan] * n_actions
    transitions.sort(key=lambda step: step.action)
    for action, steps in itertools.groupby(transitions, key=lambda step: step.action):
        means[action] = float(np.mean([step.reward for step in steps]))
    return means

# %% wrong="mean_rewards" why="the rewards that directly followed it: those of last steps, terminated, are left out"
def mean_rewards(transitions, n_actions):
    means = []
    for action in range(n_actions):
        rewards = [t.reward for t in transitions if t.action == action and not t.terminated]
        means.append(sum(rewards) / len(rewards) if rewards else math.nan)
    return means

# %% wrong="mean_rewards" why="mean of the rewards: they are cut to whole numbers"
def mean_rewards(transitions, n_actions):
    totals, counts = [0] * n_actions, [0] * n_actions
    for t in transitions:
        totals[t.action] += int(t.reward)
        counts[t.action] += 1
    return [total / count if count else math.nan for total, count in zip(totals, counts)]

# %% wrong="mean_rewards" why="an action that was never taken has no mean, nan: put 0 there"
def mean_rewards(transitions, n_actions):
    totals, counts = np.zeros(n_actions), np.zeros(n_actions)
    for t in transitions:
        totals[t.action] += t.reward
        counts[t.action] += 1
    return totals / np.maximum(counts, 1)

# %% wrong="mean_rewards" why="nan where an action was never taken, not where its rewards sum to 0"
def mean_rewards(transitions, n_actions):
    totals, counts = np.zeros(n_actions), np.zeros(n_actions)
    for t in transitions:
        totals[t.action] += t.reward
        counts[t.action] += 1
    return [total / count if total else math.nan for total, count in zip(totals, counts)]

# %% wrong="mean_rewards" why="of one episode or of many: only the first episode counts"
def mean_rewards(transitions, n_actions):
    brought = {action: [] for action in range(n_actions)}
    for t in transitions:
        brought[t.action].append(t.reward)
        if t.terminated or t.truncated:
            break
    return [float(np.mean(r)) if r else math.nan for r in brought.values()]

# %% wrong="mean_rewards" why="one mean for each action, 0 to n_actions - 1: only for those that occurred, sorted"
def mean_rewards(transitions, n_actions):
    actions = sorted({t.action for t in transitions})
    return [float(np.mean([t.reward for t in transitions if t.action == a])) for a in actions]

# %% right="compare_policies" why="three loops"
def compare_policies(
    env: gym.Env[Any, Any], policies: Mapping[str, Policy], n_episodes: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    results = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[i] += reward
                ended = terminated or truncated
        results[name] = totals
    return results

# %% right="compare_policies" why="a helper for one episode, np.fromiter in a dict comprehension"
def _model(env, policy, seed):
    """Total reward of one episode."""
    seen, _ = env.reset(seed=seed)
    total = 0.0
    while True:
        seen, reward, terminated, truncated, _ = env.step(policy(seen))
        total += float(reward)
        if terminated or truncated:
            return total


def compare_policies(env, policies, n_episodes, seed):
    seeds = range(seed, seed + n_episodes)
    return {
        name: np.fromiter((_model(env, policy, s) for s in seeds), dtype=np.float64, count=n_episodes)
        for name, policy in policies.items()
    }

# %% right="compare_policies" why="episodes outside, policies inside, on a copy of the environment; math.fsum"
import copy


def compare_policies(env, policies, n_episodes, seed):
    env = copy.deepcopy(env)
    totals = {name: [] for name in policies}
    for episode_seed in itertools.islice(itertools.count(seed), n_episodes):
        for name in policies:
            rewards, over = [], False
            observation = env.reset(seed=episode_seed)[0]
            while not over:
                observation, reward, over, cut, _ = env.step(policies[name](observation))
                rewards.append(reward)
                over = over or cut
            totals[name].append(math.fsum(rewards))
    return {name: np.array(row, dtype=np.float64) for name, row in totals.items()}

# %% wrong="compare_policies" why="each is called once for each of its steps: asked once more after the last step"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            action, ended = policy(observation), False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(action)
                totals[i] += reward
                action = policy(observation)
                ended = terminated or truncated
        results[name] = totals
    return results

# %% wrong="compare_policies" why="plays to their end: at most 500 steps of an episode count"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            total, ended = 0.0, False
            for _ in range(500):
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
                if ended:
                    break
            totals.append(total)
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% wrong="compare_policies" why="the mapping is not changed: policies are taken out of it one by one"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    while policies:
        name, policy = policies.popitem()
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[i] += reward
                ended = terminated or truncated
        results[name] = totals
    return results

# %% wrong="compare_policies" why="the total reward of whole episodes: the reward of a truncated step is lost"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            total, ended = 0.0, False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                if truncated:
                    break
                total += reward
                ended = terminated
            totals.append(total)
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% wrong="compare_policies" why="for each policy alike: seeds go on counting from one policy to the next"
def compare_policies(env, policies, n_episodes, seed):
    results = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed)
            seed += 1
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                results[name][i] += reward
                ended = terminated or truncated
    return results

# %% wrong="compare_policies" why="episode i begins with seed + i: the first seed alone is given, and the environment's luck goes on"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed if i == 0 else None)
            total, ended = 0.0, False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
            totals.append(total)
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% wrong="compare_policies" why="total rewards of every episode, in order: sorted, worst day first"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            total, ended = 0.0, False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
            totals.append(total)
        results[name] = np.array(sorted(totals), dtype=np.float64)
    return results

# %% wrong="compare_policies" why="total rewards as fractions: collected in an array of whole numbers"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes, dtype=int)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            total, ended = 0.0, False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
            totals[i] = total
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% wrong="compare_policies" why="the total of an episode begins at 0 in each: it goes on from the day before"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals, total = [], 0.0
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            ended = False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                total += reward
                ended = terminated or truncated
            totals.append(total)
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% wrong="compare_policies" why="policy is asked with each observation: it always sees the first one of the episode"
def compare_policies(env, policies, n_episodes, seed):
    results = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            first, _ = env.reset(seed=seed + i)
            total, ended = 0.0, False
            while not ended:
                _, reward, terminated, truncated, _ = env.step(policy(first))
                total += reward
                ended = terminated or truncated
            totals.append(total)
        results[name] = np.array(totals, dtype=np.float64)
    return results

# %% right="returns_figure" why="pyplot, plots.moving_average, axhline"
def returns_figure(totals: NDArray[np.float64], window: int) -> Figure:
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, plots.moving_average(totals, window), label=f"mean of the latest {window}")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% right="returns_figure" why="bare Figure, scatter, cumulative sums, hlines, legend of the figure"
def returns_figure(totals, window):
    sums = np.concatenate([[0.0], np.cumsum(np.asarray(totals, dtype=float))])
    n = len(totals)
    ends = np.arange(1, n + 1)
    begins = np.maximum(ends - window, 0)
    running = (sums[ends] - sums[begins]) / (ends - begins)
    fig = Figure(figsize=(7, 4))
    ax = fig.subplots()
    ax.scatter(ends, totals, s=12, color="0.6", label="one episode")
    ax.plot(ends, running, color="tab:blue", label="running mean")
    ax.hlines(float(np.mean(totals)), 0, n + 1, colors="tab:red", label="overall mean")
    ax.set_xlabel("number of the episode")
    ax.set_ylabel("return")
    fig.legend()
    return fig

# %% right="returns_figure" why="a list comprehension for the mean, colours from a map, the level plotted as a line of its own"
def returns_figure(totals, window):
    count = len(totals)
    xs = [k + 1 for k in range(count)]
    running = [float(np.mean(totals[max(0, k + 1 - window) : k + 1])) for k in range(count)]
    grey, blue, orange = plt.get_cmap("viridis")([0.1, 0.5, 0.85])
    fig = plt.figure()
    ax = fig.add_subplot(1, 1, 1)
    ax.plot(xs, list(totals), marker="o", ls="", ms=3, color=grey)
    ax.plot(xs, running, color=blue, lw=2)
    ax.plot([0.5, count + 0.5], [float(np.mean(totals))] * 2, ls=":", color=orange)
    ax.set(xlabel="episode (first is 1)", ylabel="total reward of the episode", title="Returns")
    ax.legend(["total reward", f"running mean ({window})", "mean of all episodes"])
    return fig

# %% right="returns_figure" why="each point in a call of its own, the mean of all as a straight line without end, a deque for the running mean"
from collections import deque


def returns_figure(totals, window):
    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    latest, running = deque(maxlen=window), []
    for number, total in enumerate(totals.tolist(), start=1):
        latest.append(total)
        running.append(sum(latest) / len(latest))
        name = "total reward of an episode" if number == 1 else None
        axes.plot(number, total, "x", color="tab:gray", label=name)
    mean = sum(totals.tolist()) / len(totals)
    axes.plot(range(1, len(totals) + 1), running, "-", color="C1", label="running mean")
    axes.axline((1, mean), slope=0, color="C2", label="mean of all")
    axes.set_xlabel("episode")
    axes.set_ylabel("total reward")
    axes.legend(loc="best")
    return figure

# %% wrong="returns_figure" why="at the beginning, of as many as there are: divided by the window from the first episode on"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = np.convolve(totals, np.ones(window) / window)[: len(totals)]
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the latest window episodes: the window is centred"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = np.convolve(totals, np.ones(window) / window, mode='same')[: len(totals)]
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a horizontal line at the mean: it is at the median"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(np.median(totals), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a legend that names all three: the names of running mean and mean of all are exchanged"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="mean of all episodes")
    axes.axhline(totals.mean(), color="black", label="running mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="labels on both axes: those of x and y are exchanged"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="total reward", ylabel="episode")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the running mean of the latest window episodes, nothing else: one episode too many is averaged once there are enough of them"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = np.array([totals[max(0, k - window) : k + 1].mean() for k in range(len(totals))])
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a point, no line, for each episode: the points are joined"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".-", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the first episode has number 1: counted from 0"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(len(totals))
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="at the same numbers: the running mean begins only where the window is full"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers[window - 1 :], running[window - 1 :], label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a point for each episode: of many episodes only every tenth is drawn"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    every = 10 if len(totals) > 50 else 1
    axes.plot(numbers[::every], totals[::every], ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a point for each episode: y begins at 0, so that negative totals are out of view"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    running = plots.moving_average(totals, window)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, running, label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all episodes")
    axes.set(xlabel="episode", ylabel="total reward", ylim=(-0.2, max(1.0, totals.max()) + 0.5))
    axes.legend()
    return figure

# %% right="learn_from_labels" why="error times input"
def learn_from_labels(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int, learning_rate: float
) -> torch.Tensor:
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        errors = labels - torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * (errors @ inputs) / len(inputs)
    return weights

# %% right="learn_from_labels" why="autograd from logits with SGD"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.detach(), labels.detach()
    w = torch.zeros(x.shape[1], dtype=x.dtype, device=x.device, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y)
        loss.backward()
        optimiser.step()
    return w.detach()

# %% right="learn_from_labels" why="einsum and mean over rows, in place on its own weights"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = inputs.new_zeros(inputs.size(1))
    step = 0
    while step < n_steps:
        p = 1.0 / (1.0 + torch.exp(-torch.einsum("ij,j->i", inputs, w)))
        w += learning_rate * ((labels - p).unsqueeze(1) * inputs).mean(dim=0)
        step += 1
    return w

# %% right="learn_from_labels" why="torch.func.grad of logsigmoid, helper called _loss"
def _loss(w, inputs, labels):
    z = inputs @ w
    good = torch.nn.functional.logsigmoid(z)
    bad = torch.nn.functional.logsigmoid(-z)
    return -torch.where(labels > 0.5, good, bad).mean()


def learn_from_labels(inputs, labels, n_steps, learning_rate):
    slope = torch.func.grad(_loss)
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w - learning_rate * slope(w, inputs, labels)
    return w

# %% wrong="learn_from_labels" why="inputs may be large and p is 0 or 1, error times input is right there: p is clamped, and the error is not 0"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ weights).clamp(1e-7, 1 - 1e-7)
        weights = weights + learning_rate * ((labels - p) @ inputs) / len(inputs)
    return weights

# %% wrong="learn_from_labels" why="shape [n_inputs]: three weights are taken for granted"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros(3, dtype=inputs.dtype, device=inputs.device)
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * ((labels - p) @ inputs) / len(inputs)
    return weights

# %% wrong="learn_from_labels" why="n_steps is 0 or more: with no step the result was never made"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    old = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ old)
        new = old + learning_rate * (inputs.T @ (labels - p)) / inputs.shape[0]
        old = new
    return new

# %% wrong="learn_from_labels" why="make n_steps such steps: stops as soon as the gradient is small"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        gradient = (labels - torch.sigmoid(inputs @ weights)) @ inputs / len(inputs)
        if gradient.norm() < 1e-2:
            break
        weights = weights + learning_rate * gradient
    return weights

# %% wrong="learn_from_labels" why="each step with the whole basket: in portions of 64"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    portions = list(zip(inputs.split(64), labels.split(64), strict=True))
    for step in range(n_steps):
        x, y = portions[step % len(portions)]
        weights = weights + learning_rate * ((y - torch.sigmoid(x @ weights)) @ x) / len(x)
    return weights

# %% wrong="learn_from_labels" why="labels are not changed: made to -1 and 1 in place"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    labels *= 2
    labels -= 1
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        pull = labels * torch.sigmoid(-labels * (inputs @ weights))
        weights = weights + learning_rate * (pull @ inputs) / len(inputs)
    return weights

# %% wrong="learn_from_labels" why="log p is minus infinity where p is 0: autograd through torch.log gives nan for large inputs"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0], requires_grad=True)
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w)
        goal = (labels * torch.log(p) + (1 - labels) * torch.log(1 - p)).mean()
        (slope,) = torch.autograd.grad(goal, w)
        w = (w + learning_rate * slope).detach().requires_grad_()
    return w.detach()

# %% wrong="learn_from_labels" why="mean over the mushrooms: the sum"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * ((labels - p) @ inputs)
    return weights

# %% wrong="learn_from_labels" why="one mean over all n: errors of each kind are averaged apart, so that unequal kinds count alike"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    share = torch.where(labels > 0.5, labels.mean(), 1 - labels.mean())
    n_kinds = len(torch.unique(labels))
    for _ in range(n_steps):
        errors = (labels - torch.sigmoid(inputs @ weights)) / (n_kinds * share)
        weights = weights + learning_rate * (errors @ inputs) / len(inputs)
    return weights

# %% right="find_groups" why="cdist, a mask for each centre"
def find_groups(
    points: torch.Tensor, centres: torch.Tensor, n_rounds: int
) -> tuple[torch.Tensor, torch.Tensor]:
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if len(members) > 0:
                centres[k] = members.mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% right="find_groups" why="no loop over the centres: one-hot memberships and a matrix product, squared distances by broadcasting"
def _sample(points, centres):
    return (points[:, None, :] - centres[None, :, :]).square().sum(dim=2).argmin(dim=1)


def find_groups(points, centres, n_rounds):
    now = centres.clone()
    for _ in range(n_rounds):
        joined = torch.nn.functional.one_hot(_sample(points, now), len(now)).to(points.dtype)
        sizes = joined.sum(dim=0)
        means = joined.T @ points / sizes.clamp(min=1).unsqueeze(1)
        now = torch.where(sizes.unsqueeze(1) > 0, means, now)
    return now, _sample(points, now)

# %% right="find_groups" why="index_add, and stops early once nobody changes groups"
def find_groups(points, centres, n_rounds):
    def nearest(c):
        return torch.linalg.vector_norm(points.unsqueeze(1) - c, dim=-1).min(dim=1).indices

    moved, groups = centres.clone(), nearest(centres)
    for _ in range(n_rounds):
        totals = torch.zeros_like(moved).index_add_(0, groups, points)
        counts = torch.bincount(groups, minlength=len(moved))
        has_any = counts > 0
        moved[has_any] = totals[has_any] / counts[has_any].unsqueeze(1).to(points.dtype)
        again = nearest(moved)
        if torch.equal(again, groups):
            break
        groups = again
    return moved, groups

# %% right="find_groups" why="plain loops over points and centres, double inside lists"
def find_groups(points, centres, n_rounds):
    xs, cs = points.tolist(), centres.tolist()

    def join():
        return [min(range(len(cs)), key=lambda k: math.dist(x, cs[k])) for x in xs]

    for _ in range(n_rounds):
        groups = join()
        for k in set(groups):
            mine = [x for x, g in zip(xs, groups, strict=True) if g == k]
            cs[k] = [sum(column) / len(mine) for column in zip(*mine, strict=True)]
    moved = torch.tensor(cs, dtype=points.dtype, device=points.device)
    return moved, torch.tensor(join(), dtype=torch.int64, device=points.device)

# %% wrong="find_groups" why="the number of the centre that is nearest then, after the last round: that of the last joining"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    groups = torch.cdist(points, centres).argmin(dim=1)
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if len(members) > 0:
                centres[k] = members.mean(dim=0)
    return centres, groups

# %% wrong="find_groups" why="n_rounds may be 0: at least one round is made"
def find_groups(points, centres, n_rounds):
    centres, done = centres.clone(), 0
    while True:
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
        done += 1
        if done >= n_rounds:
            break
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="n_rounds times: stops when no centre moves by more than a hundredth"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        before = centres.clone()
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
        if torch.allclose(before, centres, atol=1e-2):
            break
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="dtype of the points, float64 too: memberships are made float32"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        member = torch.nn.functional.one_hot(groups, len(centres)).float()
        counts = member.sum(dim=0)[:, None]
        means = (member.T @ points.float()) / counts.clamp(min=1.0)
        centres = torch.where(counts > 0, means, centres.float())
    return centres, torch.cdist(points.float(), centres.float()).argmin(dim=1)

# %% wrong="find_groups" why="all points join first, then centres move: each centre moves before the points choose among the next"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        for k in range(len(centres)):
            groups = torch.cdist(points, centres).argmin(dim=1)
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="arguments must not be changed: the first centres move"
def find_groups(points, centres, n_rounds):
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if len(members) > 0:
                centres[k] = members.mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="nearest by the distance of the lemma, squared and summed: cdist with p=1"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres, p=1.0).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if len(members) > 0:
                centres[k] = members.mean(dim=0)
    return centres, torch.cdist(points, centres, p=1.0).argmin(dim=1)

# %% wrong="find_groups" why="a centre that no point has joined stays where it is: it is thrown onto the point that is farthest from all"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        distances = torch.cdist(points, centres)
        groups = distances.argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            centres[k] = members.mean(dim=0) if len(members) else points[distances.min(dim=1).values.argmax()]
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="each point joins the nearest centre: squares are expanded in float32, so that far from 0 rounding decides"
def find_groups(points, centres, n_rounds):
    def nearest(c):
        squares = (points**2).sum(dim=1, keepdim=True) - 2 * points @ c.T + (c**2).sum(dim=1)
        return squares.argmin(dim=1)

    centres = centres.clone()
    for _ in range(n_rounds):
        groups = nearest(centres)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, nearest(centres)

# %% wrong="find_groups" why="centres move to the mean of the points: two dimensions are taken for granted"
def find_groups(points, centres, n_rounds):
    def nearest(c):
        across = points[:, None, 0] - c[None, :, 0]
        up = points[:, None, 1] - c[None, :, 1]
        return torch.hypot(across, up).argmin(dim=1)

    centres = centres.clone()
    for _ in range(n_rounds):
        groups = nearest(centres)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, nearest(centres)

# %% right="learn_from_rewards" why="line by line as the pseudocode, float32"
def learn_from_rewards(
    env: gym.Env[Any, Any], n_days: int, learning_rate: float, rng: np.random.Generator
) -> torch.Tensor:
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% right="learn_from_rewards" why="autograd on logits, an SGD optimiser with maximize, summed binary cross-entropy weighted by the advantage"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3, requires_grad=True)
    climb = torch.optim.SGD([w], lr=learning_rate, maximize=True)
    b = torch.tensor(0.0)
    for _ in range(n_days):
        x, a, r = play_day(env, w.detach(), rng)
        g = returns_to_go(r)
        log_pi = -torch.nn.functional.binary_cross_entropy_with_logits(x @ w, a, reduction="none")
        climb.zero_grad()
        ((g - b) * log_pi).sum().backward()
        climb.step()
        b = b + 0.05 * (g.mean() - b)
    return w.detach()

# %% right="learn_from_rewards" why="float64 and NumPy inside, a loop over the steps with weights and baseline held fixed"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = np.zeros(3), 0.0
    for _day in range(n_days):
        inputs, actions, rewards = (t.double().numpy() for t in play_day(env, torch.from_numpy(w), rng))
        later, returns = 0.0, []
        for reward in rewards[::-1]:
            later += reward
            returns.insert(0, later)
        change = np.zeros(3)
        for x, a, g in zip(inputs, actions, returns, strict=True):
            p = 0.5 * (1.0 + np.tanh(0.5 * (w @ x)))
            change += (g - b) * (a - p) * x
        w = w + learning_rate * change
        b = 0.95 * b + 0.05 * sum(returns) / len(returns)
    return torch.from_numpy(w)

# %% wrong="learn_from_rewards" why="b moves by 0.05 of the difference, whatever the learning rate: moves by learning_rate"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += learning_rate * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="learning_rate is the step size of the weights: 0.05 is used for both"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + 0.05 * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the w and the b on the right are those with which the day began: the baseline is updated first"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        baseline += 0.05 * (returns.mean().item() - baseline)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
    return weights

# %% wrong="learn_from_rewards" why="G is all the reward from this step to the end of the day: the total of the day for every step"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = rewards.sum().expand(len(rewards))
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="sum over t: the mean over the steps of the day"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs) / len(inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="all steps of the day at once, with the w with which the day began: one step after the other"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        for x, a, g in zip(inputs, actions, returns, strict=True):
            weights = weights + learning_rate * (g - baseline) * (a - torch.sigmoid(x @ weights)) * x
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="b goes towards the mean of G_0 ... G_T-1: towards the day's total G_0"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns[0].item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="rng is where all randomness comes from: a fresh generator of its own, seeded by the first number of rng's, for each day"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, np.random.default_rng(int(rng.integers(2**31))))
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="weights may become large, that must not matter: exp overflows to inf over inf, and nan stays"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.exp(inputs @ weights) / (1 + torch.exp(inputs @ weights)))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="weights are determined by the lines, at any learning rate: they are kept within -10 and 10 for safety"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        weights = weights.clamp(-10.0, 10.0)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="b moves by 0.05 of the difference on each of the days, after hundreds too: from day 201 on by less and less"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for day in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += min(0.05, 10.0 / (day + 1)) * (returns.mean().item() - baseline)
    return weights

# %% right="kinds_of_learning" why="a list of seven words"
def kinds_of_learning() -> list[str]:
    """Return the kind of learning that fits each of the seven problems, in order."""
    return [
        "supervised",
        "unsupervised",
        "reinforcement",
        "supervised",
        "reinforcement",
        "unsupervised",
        "reinforcement",
    ]

# %% right="kinds_of_learning" why="a code of letters, looked up"
def kinds_of_learning():
    words = {"s": "supervised", "u": "unsupervised", "r": "reinforcement"}
    return [words[letter] for letter in "sursrur"]

# %% right="kinds_of_learning" why="a dictionary by number, in any order, sorted at the end"
def kinds_of_learning():
    told_the_answer, told_nothing = (1, 4), (2, 6)
    kinds = dict.fromkeys(range(1, 8), "reinforcement")
    kinds.update(dict.fromkeys(told_the_answer, "supervised"))
    kinds.update(dict.fromkeys(told_nothing, "unsupervised"))
    return [kinds[number] for number in sorted(kinds)]

# %% wrong="kinds_of_learning" why="number 4: in its data it finds what the driver did, the right answer, not how good its own deed was"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "reinforcement", "reinforcement", "unsupervised", "reinforcement"]

# %% wrong="kinds_of_learning" why="number 5: complaints and bills say how good its deeds were, not which power would have been right"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "supervised", "unsupervised", "reinforcement"]

# %% wrong="kinds_of_learning" why="number 6: nobody says which two numbers are right, it is told nothing"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "supervised", "reinforcement"]

# %% wrong="kinds_of_learning" why="number 3: whether the cup is on the shelf is no right answer, but how good its own deed was"
def kinds_of_learning():
    return ["supervised", "unsupervised", "supervised", "supervised", "reinforcement", "unsupervised", "reinforcement"]

# %% wrong="kinds_of_learning" why="number 7: who won at the end is a reward; that it plays without a person makes it not unsupervised"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "unsupervised", "unsupervised"]

# %% wrong="kinds_of_learning" why="in order: the last two are exchanged"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "reinforcement", "unsupervised"]
