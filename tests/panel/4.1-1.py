# %% right="record_episode" why="plain while True with deepcopy, break at the end"
import copy


def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    observation = copy.deepcopy(observation)
    episode = []
    while True:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = copy.deepcopy(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        if terminated or truncated:
            return episode
        observation = following

# %% right="record_episode" why="a generator helper, collected by list()"
from copy import deepcopy


def _steps(env, policy, seed):
    seen = deepcopy(env.reset(seed=seed)[0])
    over = False
    while not over:
        done = policy(seen)
        now, got, end, cut, _ = env.step(done)
        now = deepcopy(now)
        yield Transition(
            observation=seen,
            action=done,
            reward=got,
            next_observation=now,
            terminated=end,
            truncated=cut,
        )
        over = end or cut
        seen = now


def record_episode(env, policy, seed):
    """Play one episode and record it."""
    return list(_steps(env, policy, seed))

# %% right="record_episode" why="parallel lists joined at the end by map; the policy sees the environment's own array; np.array only for arrays"
def record_episode(
    env: gym.Env[Any, Any], policy: Policy, seed: int
) -> list[Transition]:
    from copy import deepcopy

    def _sample(thing):
        return np.array(thing) if isinstance(thing, np.ndarray) else deepcopy(thing)

    current, _info = env.reset(seed=seed)
    seen = [_sample(current)]
    actions, rewards, ends, cuts = [], [], [False], [False]
    while not ends[-1] and not cuts[-1]:
        actions.append(policy(current))
        current, reward, end, cut, _info = env.step(actions[-1])
        seen.append(_sample(current))
        rewards.append(reward)
        ends.append(end)
        cuts.append(cut)
    return list(
        map(Transition, seen[:-1], actions, rewards, seen[1:], ends[1:], cuts[1:])
    )

# %% right="record_episode" why="a recorder class, itertools.count, for-else style, floats and bools made plain"
class _Recorder:
    def __init__(self, env, policy):
        self.env = env
        self.policy = policy
        self.log = []

    def begin(self, seed):
        import copy

        self.now = copy.deepcopy(self.env.reset(seed=seed)[0])

    def go_on(self):
        import copy

        action = self.policy(copy.deepcopy(self.now))
        result = self.env.step(action)
        after = copy.deepcopy(result[0])
        self.log.append(
            Transition(
                self.now,
                action,
                float(result[1]),
                after,
                bool(result[2]),
                bool(result[3]),
            )
        )
        self.now = after
        return not (result[2] or result[3])


def record_episode(env, policy, seed):
    recorder = _Recorder(env, policy)
    recorder.begin(seed)
    for _ in itertools.count():
        if not recorder.go_on():
            break
    return recorder.log

# %% wrong="record_episode" why="calls the policy twice a step, and records another action than was played: policy(observation) once for each step"
import copy


def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    observation = copy.deepcopy(observation)
    episode, ended = [], False
    while not ended:
        following, reward, terminated, truncated, _ = env.step(policy(observation))
        following = copy.deepcopy(following)
        episode.append(
            Transition(
                observation,
                policy(observation),
                reward,
                following,
                terminated,
                truncated,
            )
        )
        observation = following
        ended = terminated or truncated
    return episode

# %% wrong="record_episode" why="asks the policy once more after the last step: called once for each step"
import copy


def record_episode(env, policy, seed):
    observation = copy.deepcopy(env.reset(seed=seed)[0])
    action = policy(observation)
    episode = []
    terminated = truncated = False
    while not (terminated or truncated):
        following, reward, terminated, truncated, _ = env.step(action)
        following = copy.deepcopy(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation = following
        action = policy(observation)
    return episode

# %% wrong="record_episode" why="a step can be terminated or truncated in its record, never both: it may be both"
import copy


def record_episode(env, policy, seed):
    observation = copy.deepcopy(env.reset(seed=seed)[0])
    episode = []
    while True:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = copy.deepcopy(following)
        truncated = truncated and not terminated
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation = following
        if terminated or truncated:
            break
    return episode

# %% wrong="record_episode" why="recursive: dies of recursion in long episodes, however many steps that takes"
import copy


def _rest(env, policy, observation):
    action = policy(observation)
    following, reward, terminated, truncated, _ = env.step(action)
    following = copy.deepcopy(following)
    step = Transition(observation, action, reward, following, terminated, truncated)
    if terminated or truncated:
        return [step]
    return [step, *_rest(env, policy, following)]


def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    return _rest(env, policy, copy.deepcopy(observation))

# %% wrong="record_episode" why="gives up after 1000 steps: play on until the first step that is terminated or truncated, however many steps that takes"
import copy


def record_episode(env, policy, seed):
    observation = copy.deepcopy(env.reset(seed=seed)[0])
    episode = []
    for _ in range(1000):
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = copy.deepcopy(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation = following
        if terminated or truncated:
            break
    return episode

# %% wrong="record_episode" why="resets twice with the same seed, once to look what observations are: call env.reset(seed=seed) once"
import copy


def record_episode(env, policy, seed):
    first, _ = env.reset(seed=seed)
    is_array = isinstance(first, np.ndarray)

    def keep(value):
        return value.copy() if is_array else copy.deepcopy(value)

    observation, _ = env.reset(seed=seed)
    observation = keep(observation)
    episode, ended = [], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = keep(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation, ended = following, terminated or truncated
    return episode

# %% wrong="record_episode" why="reward is the sum so far, not what it got for this action"
import copy


def record_episode(env, policy, seed):
    observation = copy.deepcopy(env.reset(seed=seed)[0])
    episode, ended, total = [], False, 0.0
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        total += reward
        following = copy.deepcopy(following)
        episode.append(
            Transition(observation, action, total, following, terminated, truncated)
        )
        observation, ended = following, terminated or truncated
    return episode

# %% wrong="record_episode" why="uses the method copy of arrays, which whole numbers do not have: others have whole numbers for observations"
def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    observation = observation.copy()
    episode, ended = [], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = following.copy()
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation, ended = following, terminated or truncated
    return episode

# %% wrong="record_episode" why="np.asarray makes no copy of an array: keep copies"
def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    episode, ended = [], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        episode.append(
            Transition(
                np.asarray(observation),
                action,
                reward,
                np.asarray(following),
                terminated,
                truncated,
            )
        )
        observation, ended = following, terminated or truncated
    return episode

# %% wrong="record_episode" why="keeps the whole record as one list that all calls share (a default argument): returns the list of one episode"
import copy


def record_episode(env, policy, seed, episode=[]):
    observation = copy.deepcopy(env.reset(seed=seed)[0])
    ended = False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = copy.deepcopy(following)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation, ended = following, terminated or truncated
    return episode

# %% wrong="record_episode" why="copies as float32, which changes whole numbers and float64: keep copies"
def record_episode(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    observation = np.array(observation, dtype=np.float32)
    episode, ended = [], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following, dtype=np.float32)
        episode.append(
            Transition(observation, action, reward, following, terminated, truncated)
        )
        observation, ended = following, terminated or truncated
    return episode

# %% right="mean_rewards" why="comprehension, one pass for each action, fmean"
import statistics


def mean_rewards(transitions, n_actions):
    means = []
    for action in range(n_actions):
        rewards = [float(step.reward) for step in transitions if step.action == action]
        means.append(statistics.fmean(rewards) if rewards else math.nan)
    return means

# %% right="mean_rewards" why="np.bincount with weights, an array comes back"
def mean_rewards(transitions, n_actions):
    actions = np.array([step.action for step in transitions], dtype=np.int64)
    rewards = np.array([step.reward for step in transitions], dtype=np.float64)
    counts = np.bincount(actions, minlength=n_actions)
    sums = np.bincount(actions, weights=rewards, minlength=n_actions)
    result = np.full(n_actions, np.nan)
    np.divide(sums, counts, out=result, where=counts > 0)
    return result

# %% right="mean_rewards" why="running means, starting from nan"
def mean_rewards(transitions: Sequence[Transition], n_actions: int) -> list[float]:
    means, counts = [math.nan] * n_actions, [0] * n_actions
    for _, action, reward, *_ in transitions:
        counts[action] += 1
        if counts[action] == 1:
            means[action] = float(reward)
        else:
            means[action] += (reward - means[action]) / counts[action]
    return means

# %% right="mean_rewards" why="torch one-hot and a matrix product, 0/0 gives nan without a warning in torch"
def mean_rewards(transitions, n_actions):
    actions = torch.tensor([int(s.action) for s in transitions], dtype=torch.int64)
    rewards = torch.tensor([float(s.reward) for s in transitions], dtype=torch.float64)
    taken = torch.nn.functional.one_hot(actions, n_actions).to(torch.float64)
    return (rewards @ taken / taken.sum(dim=0)).tolist()

# %% wrong="mean_rewards" why="sums kept in an int array, which cuts fractions off: the mean of the rewards"
def mean_rewards(transitions, n_actions):
    sums = np.zeros(n_actions, dtype=int)
    counts = np.zeros(n_actions, dtype=int)
    for step in transitions:
        sums[step.action] += step.reward
        counts[step.action] += 1
    return [
        sums[a] / counts[a] if counts[a] > 0 else math.nan for a in range(n_actions)
    ]

# %% wrong="mean_rewards" why="sorts the given list in place: not changed"
def mean_rewards(transitions, n_actions):
    means = [math.nan] * n_actions
    transitions.sort(key=lambda step: step.action)
    for action, steps in itertools.groupby(transitions, key=lambda step: step.action):
        rewards = [step.reward for step in steps]
        means[action] = sum(rewards) / len(rewards)
    return means

# %% wrong="mean_rewards" why="an empty list for no transitions, instead of one nan for each action: may be empty, one mean for each action"
def mean_rewards(transitions, n_actions):
    if not transitions:
        return []
    result = []
    for action in range(n_actions):
        rewards = [step.reward for step in transitions if step.action == action]
        result.append(float(np.mean(rewards)) if rewards else float("nan"))
    return result

# %% wrong="mean_rewards" why="crashes on no transitions, zip(*[]) has nothing to unpack: may be empty"
def mean_rewards(transitions, n_actions):
    _, actions, rewards, _, _, _ = zip(*transitions)
    actions, rewards = np.array(actions), np.array(rewards, dtype=float)
    return [
        float(rewards[actions == a].mean()) if (actions == a).any() else math.nan
        for a in range(n_actions)
    ]

# %% wrong="mean_rewards" why="np.unique knows only the actions that were taken, the last ones are filled up with nan behind: wrong place for a gap in the middle"
def mean_rewards(transitions, n_actions):
    actions = np.array([step.action for step in transitions], dtype=int)
    rewards = np.array([step.reward for step in transitions], dtype=float)
    means = [float(rewards[actions == a].mean()) for a in np.unique(actions)]
    return means + [math.nan] * (n_actions - len(means))

# %% wrong="mean_rewards" why="mean of the returns that followed, not of the rewards that directly followed it"
def mean_rewards(transitions, n_actions):
    sums, counts = [0.0] * n_actions, [0] * n_actions
    to_go = 0.0
    for step in reversed(transitions):
        if step.terminated or step.truncated:
            to_go = 0.0
        to_go += step.reward
        sums[step.action] += to_go
        counts[step.action] += 1
    return [s / n if n else math.nan for s, n in zip(sums, counts)]

# %% wrong="mean_rewards" why="takes the reward for not tried when the sum is 0: nan only where an action was never taken"
def mean_rewards(transitions, n_actions):
    sums, counts = defaultdict_of_zeros(n_actions), [0] * n_actions
    for step in transitions:
        sums[step.action] += step.reward
        counts[step.action] += 1
    return [sums[a] / counts[a] if sums[a] else math.nan for a in range(n_actions)]


def defaultdict_of_zeros(n):
    return {a: 0.0 for a in range(n)}

# %% wrong="mean_rewards" why="0 for an action that was never taken: put nan there"
def mean_rewards(transitions, n_actions):
    sums, counts = np.zeros(n_actions), np.zeros(n_actions)
    for step in transitions:
        sums[step.action] += step.reward
        counts[step.action] += 1
    return sums / np.maximum(counts, 1)

# %% wrong="mean_rewards" why="pairs each action with the reward in the next transition: the reward that directly followed it is in the same one"
def mean_rewards(transitions, n_actions):
    rewards = [[] for _ in range(n_actions)]
    for now, following in itertools.pairwise(transitions):
        rewards[now.action].append(following.reward)
    return [sum(r) / len(r) if r else math.nan for r in rewards]

# %% wrong="mean_rewards" why="rewards of steps that end an episode are left out, as if they belonged to no action: of the rewards that directly followed it"
def mean_rewards(transitions, n_actions):
    rewards = {a: [] for a in range(n_actions)}
    for step in transitions:
        if not step.terminated:
            rewards[step.action].append(step.reward)
    return [float(np.mean(r)) if r else math.nan for r in rewards.values()]

# %% right="compare_policies" why="three loops, an array filled in"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            over = False
            while not over:
                observation, reward, terminated, truncated, _ = env.step(
                    policy(observation)
                )
                totals[i] += reward
                over = terminated or truncated
        result[name] = totals
    return result

# %% right="compare_policies" why="built on record_episode, a dict comprehension and np.fromiter"
def compare_policies(env, policies, n_episodes, seed):
    def _sample(policy):
        for i in range(n_episodes):
            yield sum(float(step.reward) for step in record_episode(env, policy, seed + i))

    return {
        name: np.fromiter(_sample(policy), dtype=np.float64, count=n_episodes)
        for name, policy in policies.items()
    }

# %% right="compare_policies" why="episodes outside, policies inside; lists, then arrays"
def compare_policies(
    env: gym.Env[Any, Any], policies: Mapping[str, Policy], n_episodes: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    totals: dict[str, list[float]] = {name: [] for name in policies}
    for s in range(seed, seed + n_episodes):
        for name in policies:
            totals[name].append(_one_day(env, policies[name], s))
    return {name: np.array(values, dtype=np.float64) for name, values in totals.items()}


def _one_day(env, policy, seed):
    seen, _ = env.reset(seed=seed)
    total = 0.0
    while True:
        seen, reward, end, cut, _ = env.step(policy(seen))
        total += float(reward)
        if end or cut:
            return total

# %% right="compare_policies" why="one matrix, a row for each policy, written by index, rows copied out"
def compare_policies(env, policies, n_episodes, seed):
    names = list(policies)
    table = np.zeros((len(names), n_episodes), dtype=np.float64)
    for (row, name), column in itertools.product(enumerate(names), range(n_episodes)):
        observation = env.reset(seed=seed + column)[0]
        rewards = []
        ended = False
        while not ended:
            step = env.step(policies[name](observation))
            observation = step[0]
            rewards.append(step[1])
            ended = step[2] or step[3]
        table[row, column] = math.fsum(rewards)
    return {name: table[row].copy() for row, name in enumerate(names)}

# %% wrong="compare_policies" why="the seed runs on from policy to policy: episode i begins with seed + i, for each policy alike"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = []
        for _ in range(n_episodes):
            observation, _info = env.reset(seed=seed)
            seed += 1
            total, over = 0.0, False
            while not over:
                observation, reward, terminated, truncated, _info = env.step(
                    policy(observation)
                )
                total += reward
                over = terminated or truncated
            totals.append(total)
        result[name] = np.array(totals, dtype=np.float64)
    return result

# %% wrong="compare_policies" why="leaves before the reward of a truncated step is added: plays to their end, total rewards"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            while True:
                observation, reward, terminated, truncated, _ = env.step(
                    policy(observation)
                )
                if truncated:
                    break
                totals[i] += reward
                if terminated:
                    break
        result[name] = totals
    return result

# %% wrong="compare_policies" why="takes the policies out of the dictionary one by one: not changed"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    while policies:
        name, policy = policies.popitem()
        result[name] = np.array(
            [
                sum(float(s.reward) for s in record_episode(env, policy, seed + i))
                for i in range(n_episodes)
            ],
            dtype=np.float64,
        )
    return result

# %% wrong="compare_policies" why="squeezes the array: for one episode the shape is () and not [n_episodes]"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = np.zeros((n_episodes, 1))
        for i in range(n_episodes):
            episode = record_episode(env, policy, seed + i)
            totals[i] = sum(step.reward for step in episode)
        result[name] = totals.squeeze()
    return result

# %% wrong="compare_policies" why="at most 200 steps: every policy plays its episodes to their end"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            total = 0.0
            for _ in range(200):
                observation, reward, terminated, truncated, _info = env.step(
                    policy(observation)
                )
                total += reward
                if terminated or truncated:
                    break
            totals.append(total)
        result[name] = np.array(totals, dtype=np.float64)
    return result

# %% wrong="compare_policies" why="calls the policy twice a step, once for the log: called once for each of its steps"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes)
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            log, over = [], False
            while not over:
                log.append(policy(observation))
                observation, reward, terminated, truncated, _ = env.step(
                    policy(observation)
                )
                totals[i] += reward
                over = terminated or truncated
        result[name] = totals
    return result

# %% wrong="compare_policies" why="one array for all names (dict.fromkeys): an array of total rewards for each name"
def compare_policies(env, policies, n_episodes, seed):
    result = dict.fromkeys(policies, np.zeros(n_episodes))
    for name, policy in policies.items():
        for i in range(n_episodes):
            result[name][i] = sum(
                step.reward for step in record_episode(env, policy, seed + i)
            )
    return result

# %% wrong="compare_policies" why="only the first episode is seeded: episode number i begins with env.reset(seed=seed + i)"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = []
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed) if i == 0 else env.reset()
            total, over = 0.0, False
            while not over:
                observation, reward, terminated, truncated, _ = env.step(
                    policy(observation)
                )
                total += reward
                over = terminated or truncated
            totals.append(total)
        result[name] = np.array(totals, dtype=np.float64)
    return result

# %% wrong="compare_policies" why="the order is that of the totals, sorted for a nicer comparison: in order of the episodes"
def compare_policies(env, policies, n_episodes, seed):
    return {
        name: np.sort(
            [
                float(sum(s.reward for s in record_episode(env, policy, seed + i)))
                for i in range(n_episodes)
            ]
        )
        for name, policy in policies.items()
    }

# %% wrong="compare_policies" why="the totals land in an int array first: fractions are cut off"
def compare_policies(env, policies, n_episodes, seed):
    result = {}
    for name, policy in policies.items():
        totals = np.zeros(n_episodes, dtype=np.int64)
        for i in range(n_episodes):
            totals[i] = sum(s.reward for s in record_episode(env, policy, seed + i))
        result[name] = totals.astype(np.float64)
    return result

# %% right="returns_figure" why="plt.subplots, plot with a dot, axhline"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set_xlabel("episode")
    axes.set_ylabel("total reward")
    axes.legend()
    return figure

# %% right="returns_figure" why="a bare Figure, scatter, hlines, colour map, figure.legend, a cumulative sum for the means"
def returns_figure(totals, window):
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.add_subplot()
    n = len(totals)
    x = np.arange(n) + 1
    sums = np.concatenate([[0.0], np.cumsum(totals)])
    first = np.maximum(x - window, 0)
    means = (sums[x] - sums[first]) / (x - first)
    colours = plt.get_cmap("viridis")([0.1, 0.5, 0.8])
    axes.scatter(x, totals, s=14, color=colours[0], label="total reward of an episode")
    axes.plot(x, means, "-", color=colours[1], label=f"mean of the latest {window}")
    axes.hlines(np.mean(totals), 0.5, n + 0.5, color=colours[2], label="mean of all")
    axes.set(xlabel="number of the episode", ylabel="total reward")
    figure.legend(loc="outside upper center", ncols=3)
    return figure

# %% right="returns_figure" why="running means in a loop, the level as a plotted line of two points, supxlabel and supylabel, handles given to the legend"
def returns_figure(totals: NDArray[np.float64], window: int) -> Figure:
    figure = plt.figure()
    axes = figure.add_axes((0.15, 0.15, 0.8, 0.75))
    values = [float(total) for total in totals]
    numbers = list(range(1, len(values) + 1))
    smooth = []
    for last in numbers:
        latest = values[max(0, last - window) : last]
        smooth.append(sum(latest) / len(latest))
    (dots,) = axes.plot(numbers, values, "x", color="tab:orange")
    (line,) = axes.plot(numbers, smooth, color="tab:blue", linewidth=2)
    level = sum(values) / len(values)
    (flat,) = axes.plot([0, len(values) + 1], [level, level], ":", color="tab:green")
    axes.legend([dots, line, flat], ["single episodes", "running mean", "overall mean"])
    figure.supxlabel("episode number")
    figure.supylabel("total reward")
    return figure

# %% right="returns_figure" why="sliding windows over nan padding and nanmean, axline, markers by ls empty"
def returns_figure(totals, window):
    fig, ax = plt.subplots(1, 1, figsize=(6, 3))
    totals = np.asarray(totals, dtype=float)
    padded = np.concatenate([np.full(window - 1, np.nan), totals])
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)
    episodes = np.arange(1, totals.size + 1)
    ax.plot(episodes, totals, marker="o", ls="", ms=4, c="grey", label="totals")
    ax.plot(episodes, np.nanmean(windows, axis=1), c="C3", label="moving average")
    ax.axline((1, totals.mean()), slope=0, c="k", ls="-.", label="average")
    ax.set(xlabel="Episode", ylabel="Return")
    ax.legend(loc="best")
    return fig

# %% right="returns_figure" why="one plot call for each point with one name for all, GridSpec axes, collections.deque for the window, colours from a cycle"
def returns_figure(totals, window):
    from collections import deque

    fig = plt.figure(figsize=(7, 4))
    ax = fig.add_subplot(fig.add_gridspec(1, 1)[0])
    latest, line = deque(maxlen=window), []
    for i, total in enumerate(totals, start=1):
        name = "an episode" if i == 1 else None
        ax.plot([i], [total], "o", color="C0", markersize=4, label=name)
        latest.append(float(total))
        line.append((i, sum(latest) / len(latest)))
    ax.plot(*zip(*line), "C1-", label=f"mean of the last {window} episodes", zorder=3)
    ax.axhline(float(np.sum(totals)) / len(totals), c="C2", label="mean of all episodes")
    ax.set(xlabel="number of the episode", ylabel="total reward of the episode")
    fig.legend(loc="upper right")
    return fig

# %% wrong="returns_figure" why="divides by the window at the beginning too: at the beginning, of as many as there are"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    smooth = np.convolve(totals, np.ones(window) / window)[: len(totals)]
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.plot(numbers, smooth, label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the level is the median: a horizontal line at the mean of all episodes"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(np.median(totals), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the names of x and y are exchanged: labels on both axes"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="total reward", ylabel="episode")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="legend names in another order than the lines, so that the running mean is called mean of all: a legend that names all three"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none")
    axes.axhline(totals.mean(), color="black", linestyle="--")
    axes.plot(numbers, plots.moving_average(totals, window))
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend(["episode", "running mean", "mean of all episodes"])
    return figure

# %% wrong="returns_figure" why="the axis begins at 0, so that negative totals are not seen: a point for each episode"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.set_ylim(0, max(5.0, 1.1 * totals.max()))
    axes.legend()
    return figure

# %% wrong="returns_figure" why="no running mean while there are fewer episodes than the window: at the beginning, of as many as there are"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    if len(totals) >= window:
        axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="a smoothing that looks at both sides, not at the latest window episodes"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    n = len(totals)
    half = window // 2
    smooth = [totals[max(0, i - half) : i + half + 1].mean() for i in range(n)]
    axes.plot(range(1, n + 1), totals, ".", linestyle="none", label="episode")
    axes.plot(range(1, n + 1), smooth, label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="counts episodes from 0: the first episode has number 1"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    axes.plot(totals, ".", linestyle="none", label="episode")
    axes.plot(plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="the points are joined: a marker, no line"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".-", alpha=0.5, label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="draws into the current figure: returns a new Figure"
def returns_figure(totals, window):
    numbers = np.arange(1, len(totals) + 1)
    plt.plot(numbers, totals, ".", linestyle="none", label="episode")
    plt.plot(numbers, plots.moving_average(totals, window), label="running mean")
    plt.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    plt.xlabel("episode")
    plt.ylabel("total reward")
    plt.legend()
    return plt.gcf()

# %% wrong="returns_figure" why="more than 100 episodes are thinned out: a point for each episode"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    every = max(1, len(totals) // 100)
    axes.plot(
        numbers[::every], totals[::every], ".", linestyle="none", label="episode"
    )
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% wrong="returns_figure" why="replaces the totals by their running mean in place: not changed"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episode")
    axes.axhline(totals.mean(), color="black", linestyle="--", label="mean of all")
    totals[:] = plots.moving_average(totals, window)
    axes.plot(numbers, totals, label="running mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure

# %% right="learn_from_labels" why="the hint: error times input, vectorised"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        error = labels - torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * (error @ inputs) / len(inputs)
    return weights

# %% right="learn_from_labels" why="autograd through the cross-entropy with logits, torch.optim.SGD"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros(
        inputs.shape[1], dtype=inputs.dtype, device=inputs.device, requires_grad=True
    )
    optimiser = torch.optim.SGD([w], lr=learning_rate)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ w, labels)
        loss.backward()
        optimiser.step()
    return w.detach()

# %% right="learn_from_labels" why="nn.Linear without bias, set to zero, torch.autograd.grad of logsigmoid"
def learn_from_labels(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int, learning_rate: float
) -> torch.Tensor:
    _model = torch.nn.Linear(
        inputs.shape[1], 1, bias=False, dtype=inputs.dtype, device=inputs.device
    )
    torch.nn.init.zeros_(_model.weight)

    def _loss():
        z = _model(inputs)[:, 0]
        log = torch.nn.functional.logsigmoid
        return -(labels * log(z) + (1 - labels) * log(-z)).mean()

    for _ in range(n_steps):
        (gradient,) = torch.autograd.grad(_loss(), [_model.weight])
        with torch.no_grad():
            _model.weight -= learning_rate * gradient
    return _model.weight.detach()[0].clone()

# %% right="learn_from_labels" why="the mean of a matrix of single pulls, logistic function by tanh, new_zeros, in place on own weights"
@torch.no_grad()
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = inputs.new_zeros(inputs.size(1))
    while n_steps > 0:
        p = 0.5 * (1.0 + torch.tanh(0.5 * torch.mv(inputs, w)))
        pulls = (labels - p).unsqueeze(1) * inputs
        w.add_(pulls.mean(dim=0), alpha=learning_rate)
        n_steps -= 1
    return w

# %% wrong="learn_from_labels" why="a layer with a bias of its own, which learns too and is thrown away: x has its 1 in front already"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    model = torch.nn.Linear(inputs.shape[1], 1).to(inputs)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss = torch.nn.BCEWithLogitsLoss()
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss(model(inputs).squeeze(1), labels).backward()
        optimiser.step()
    return model.weight.detach().squeeze(0)

# %% wrong="learn_from_labels" why="stops when the gradient is small: make n_steps such steps"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        error = labels - torch.sigmoid(inputs @ weights)
        gradient = error @ inputs / len(inputs)
        if gradient.norm() < 1e-2:
            break
        weights = weights + learning_rate * gradient
    return weights

# %% wrong="learn_from_labels" why="always float64: dtype and device of the inputs"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.double(), labels.double()
    weights = torch.zeros(x.shape[1], dtype=torch.float64, device=x.device)
    for _ in range(n_steps):
        weights = weights + learning_rate * ((y - torch.sigmoid(x @ weights)) @ x) / len(x)
    return weights

# %% wrong="learn_from_labels" why="autograd through log(p), which is nan as soon as a p is 0 or 1 in floats: climb the mean log-probability, error times input"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0]).requires_grad_()
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w)
        objective = (labels * torch.log(p) + (1 - labels) * torch.log(1 - p)).mean()
        (gradient,) = torch.autograd.grad(objective, w)
        w = (w + learning_rate * gradient).detach().requires_grad_()
    return w.detach()

# %% wrong="learn_from_labels" why="probabilities are clipped to 0.05 and 0.95 for safety: p_i is sigma(w . x_i)"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ weights).clamp(0.05, 0.95)
        weights = weights + learning_rate * ((labels - p) @ inputs) / len(inputs)
    return weights

# %% wrong="learn_from_labels" why="always at least one step: n_steps 0 or more"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    step = 0
    while True:
        error = labels - torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * (error @ inputs) / len(inputs)
        step += 1
        if step >= n_steps:
            return weights

# %% wrong="learn_from_labels" why="the sum over the basket: mean over i"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        weights = weights + learning_rate * (
            (labels - torch.sigmoid(inputs @ weights)) @ inputs
        )
    return weights

# %% wrong="learn_from_labels" why="one update for each mushroom in turn: each step with the whole basket"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        for x, y in zip(inputs, labels):
            weights = weights + learning_rate * (y - torch.sigmoid(x @ weights)) * x
    return weights

# %% wrong="learn_from_labels" why="float32 whatever came: dtype of the inputs"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.float(), labels.float()
    weights = torch.zeros(x.shape[1], device=x.device)
    for _ in range(n_steps):
        weights += learning_rate * ((y - torch.sigmoid(x @ weights)) @ x) / len(x)
    return weights

# %% wrong="learn_from_labels" why="mean error times mean input: mean over i of (y_i - p_i) x_i"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        error = (labels - torch.sigmoid(inputs @ weights)).mean()
        weights = weights + learning_rate * error * inputs.mean(dim=0)
    return weights

# %% wrong="learn_from_labels" why="the probabilities are those of the first step all the time: p_i is computed in each step"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    p = torch.sigmoid(inputs @ weights)
    for _ in range(n_steps):
        weights = weights + learning_rate * ((labels - p) @ inputs) / len(inputs)
    return weights

# %% right="find_groups" why="the hint: cdist, argmin, a loop over the groups"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if len(members) > 0:
                centres[k] = members.mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% right="find_groups" why="broadcast squares, index_add_ and bincount, torch.where for the empty groups"
def _nearest(points, centres):
    return (points[:, None, :] - centres[None, :, :]).square().sum(dim=2).argmin(dim=1)


def find_groups(
    points: torch.Tensor, centres: torch.Tensor, n_rounds: int
) -> tuple[torch.Tensor, torch.Tensor]:
    now = centres.clone()
    for _ in range(n_rounds):
        groups = _nearest(points, now)
        counts = torch.bincount(groups, minlength=len(now))[:, None]
        sums = torch.zeros_like(now).index_add_(0, groups, points)
        now = torch.where(counts > 0, sums / counts.clamp(min=1).to(points.dtype), now)
    return now, _nearest(points, now)

# %% right="find_groups" why="scatter_reduce with the mean, which leaves rows without members as they are"
def find_groups(points, centres, n_rounds):
    result = centres.clone()

    def join():
        return torch.linalg.vector_norm(points.unsqueeze(1) - result, dim=2).min(1).indices

    for _ in range(n_rounds):
        where = join().unsqueeze(1).expand_as(points)
        result = result.scatter_reduce(0, where, points, "mean", include_self=False)
    return result, join()

# %% right="find_groups" why="early return as soon as no point changes its group: then nothing moves any more"
def find_groups(points, centres, n_rounds):
    def numbers(places):
        gaps = torch.stack([((points - c) ** 2).sum(dim=1) for c in places], dim=1)
        return gaps.argmin(dim=1)

    current = [c.clone() for c in centres]
    groups = numbers(current)
    for _ in range(n_rounds):
        current = [
            points[groups == k].mean(dim=0) if bool((groups == k).any()) else old
            for k, old in enumerate(current)
        ]
        again = numbers(current)
        if torch.equal(again, groups):
            break
        groups = again
    return torch.stack(current), groups

# %% right="find_groups" why="NumPy inside, tensors outside"
def find_groups(points, centres, n_rounds):
    x = points.detach().cpu().numpy()
    c = centres.detach().cpu().numpy().copy()

    def join():
        return np.argmin(((x[:, None] - c[None]) ** 2).sum(axis=-1), axis=1)

    for _ in range(n_rounds):
        k = join()
        for number in np.unique(k):
            c[number] = x[k == number].mean(axis=0)
    return (
        torch.as_tensor(c, dtype=points.dtype, device=points.device),
        torch.as_tensor(join(), dtype=torch.int64, device=points.device),
    )

# %% wrong="find_groups" why="the groups are those before the last move: the number of the centre that is nearest then"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    groups = torch.cdist(points, centres).argmin(dim=1)
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, groups

# %% wrong="find_groups" why="asks whether any coordinate is not zero, instead of whether there are members: a group of points at the origin does not move"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            members = points[groups == k]
            if members.any():
                centres[k] = members.mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="L1 distances: nearest by squared distances, as in J"
def find_groups(points, centres, n_rounds):
    def nearest(c):
        return (points[:, None] - c[None]).abs().sum(dim=2).argmin(dim=1)

    centres = centres.clone()
    for _ in range(n_rounds):
        groups = nearest(centres)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, nearest(centres)

# %% wrong="find_groups" why="points join anew after each single centre has moved: a round does both, in this order"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        for k in range(len(centres)):
            groups = torch.cdist(points, centres).argmin(dim=1)
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="one round too many: the centres after the last of n_rounds rounds"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    done = 0
    while done <= n_rounds:
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
        done += 1
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="knows two groups only: centres have shape n_groups, n_dims"
def find_groups(points, centres, n_rounds):
    a, b = centres[0].clone(), centres[1].clone()

    def second():
        return ((points - b) ** 2).sum(1) < ((points - a) ** 2).sum(1)

    for _ in range(n_rounds):
        in_b = second()
        if (~in_b).any():
            a = points[~in_b].mean(dim=0)
        if in_b.any():
            b = points[in_b].mean(dim=0)
    return torch.stack([a, b]), second().long()

# %% wrong="find_groups" why="no groups where there is no round: n_rounds 0 or more"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
        groups = torch.cdist(points, centres).argmin(dim=1)
    return centres, groups

# %% wrong="find_groups" why="centres come back as float32: dtype of the points"
def find_groups(points, centres, n_rounds):
    now = torch.tensor(centres.tolist(), device=points.device)
    for _ in range(n_rounds):
        groups = torch.cdist(points.float(), now).argmin(dim=1)
        for k in range(len(now)):
            if (groups == k).any():
                now[k] = points[groups == k].float().mean(dim=0)
    return now, torch.cdist(points.float(), now).argmin(dim=1)

# %% wrong="find_groups" why="stops when the centres move by less than a tenth of their norm: repeat n_rounds times"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        before = centres.clone()
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
        if (centres - before).norm() < 0.1 * before.norm():
            break
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="moves the given centres: the arguments must not be changed"
def find_groups(points, centres, n_rounds):
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="an empty centre is put on the farthest point: a centre that no point has joined stays where it is"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        distances, groups = torch.cdist(points, centres).min(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
            else:
                centres[k] = points[distances.argmax()]
    return centres, torch.cdist(points, centres).argmin(dim=1)

# %% wrong="find_groups" why="the groups are int32: int64"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1).to(torch.int32)

# %% right="learn_from_rewards" why="as the pseudocode, vectorised"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% right="learn_from_rewards" why="autograd of the log-probabilities, an optimiser that maximises"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=learning_rate, maximize=True)
    b = torch.tensor(0.0)
    for _ in range(n_days):
        x, a, r = play_day(env, w.detach(), rng)
        g = returns_to_go(r)
        log = torch.distributions.Bernoulli(logits=x @ w).log_prob(a)
        optimiser.zero_grad()
        ((g - b) * log).sum().backward()
        optimiser.step()
        b = torch.lerp(b, g.mean(), 0.05)
    return w.detach()

# %% right="learn_from_rewards" why="NumPy in double precision with a loop over the steps, old weights kept aside"
def learn_from_rewards(
    env: gym.Env[Any, Any], n_days: int, learning_rate: float, rng: np.random.Generator
) -> torch.Tensor:
    w, b = np.zeros(3), 0.0
    for _day in range(n_days):
        day = play_day(env, torch.from_numpy(w), rng)
        returns = returns_to_go(day[2]).tolist()
        pull = np.zeros(3)
        for x, action, g in zip(day[0].double().numpy(), day[1].tolist(), returns, strict=True):
            p = 0.5 * (1.0 + math.tanh(0.5 * float(w @ x)))
            pull += (g - b) * (action - p) * x
        w = w + learning_rate * pull
        b = 0.95 * b + 0.05 * sum(returns) / len(returns)
    return torch.tensor(w, dtype=torch.float32)

# %% right="learn_from_rewards" why="a small class with the state of the learner, einsum"
class _Learner:
    def __init__(self, eta):
        self.w = torch.zeros(3, dtype=torch.float64)
        self.b = 0.0
        self.eta = eta

    def learn(self, inputs, actions, returns):
        x = inputs.to(self.w)
        surprise = actions.to(self.w) - (x @ self.w).sigmoid()
        advantage = returns.to(self.w) - self.b
        self.w = self.w + self.eta * torch.einsum("t,t,td->d", advantage, surprise, x)
        self.b = self.b + 0.05 * (float(returns.mean()) - self.b)


def learn_from_rewards(env, n_days, learning_rate, rng):
    learner = _Learner(learning_rate)
    for _ in range(n_days):
        x, a, r = play_day(env, learner.w, rng)
        learner.learn(x, a, returns_to_go(r))
    return learner.w.float()

# %% wrong="learn_from_rewards" why="a generator of its own: rng is where all randomness comes from"
def learn_from_rewards(env, n_days, learning_rate, rng):
    rng = np.random.default_rng(0)
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the learning rate falls after day 100: every day has w + eta times the sum"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for day in range(1, n_days + 1):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * min(1.0, 100 / day) * factors @ inputs
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="days without any reward are passed over: on each of n_days days, update the weights and then the baseline"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        if returns[0] == 0:
            continue
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="weights are kept between -3 and 3: the update has no such limit"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = (weights + learning_rate * factors @ inputs).clamp(-3.0, 3.0)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the sum is clipped to a norm of 20: the update is the whole sum"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=learning_rate)
    b = 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w.detach(), rng)
        g = returns_to_go(r)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            x @ w, a, weight=g - b, reduction="sum"
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([w], 20.0)
        optimiser.step()
        b += 0.05 * (g.mean().item() - b)
    return w.detach()

# %% wrong="learn_from_rewards" why="the baseline is updated before the weights: the b is that with which the day began"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        baseline += 0.05 * (returns.mean().item() - baseline)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
    return weights

# %% wrong="learn_from_rewards" why="the baseline follows the return of the whole day: towards the mean of the day's returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += 0.05 * (rewards.sum().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the rewards of the steps in the place of the returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        factors = (rewards - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += 0.05 * (rewards.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="updates step by step with new weights: all steps of the day at once"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        for x, a, g in zip(inputs, actions, returns):
            weights = weights + learning_rate * (g - baseline) * (
                a - torch.sigmoid(x @ weights)
            ) * x
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the mean over the steps, as in Exercise 5: sum over t"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (factors[:, None] * inputs).mean(dim=0)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights

# %% wrong="learn_from_rewards" why="the baseline is the plain mean of all days: b + 0.05 (mean - b)"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for day in range(1, n_days + 1):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        factors = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * factors @ inputs
        baseline += (returns.mean().item() - baseline) / day
    return weights

# %% right="kinds_of_learning" why="a plain list"
def kinds_of_learning():
    return [
        "supervised",
        "unsupervised",
        "reinforcement",
        "supervised",
        "reinforcement",
        "unsupervised",
        "reinforcement",
    ]

# %% right="kinds_of_learning" why="initials and a dictionary"
def kinds_of_learning() -> list[str]:
    words = {"s": "supervised", "u": "unsupervised", "r": "reinforcement"}
    return [words[letter] for letter in "sursrur"]

# %% right="kinds_of_learning" why="filled in by what the learner is told"
def kinds_of_learning():
    told = {
        "the right answer": (1, 4),
        "nothing": (2, 6),
        "how good its deed was": (3, 5, 7),
    }
    kinds = ("supervised", "unsupervised", "reinforcement")
    answers = [""] * 7
    for kind, numbers in zip(kinds, told.values(), strict=True):
        for number in numbers:
            answers[number - 1] = kind
    return answers

# %% wrong="kinds_of_learning" why="takes the steering car for reinforcement because it acts: it is given what the driver did, the right answer for each"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, r, r, r, u, r]

# %% wrong="kinds_of_learning" why="takes backgammon for supervised, since it learns who won: it is told how good, never which move was right"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, r, s, r, u, s]

# %% wrong="kinds_of_learning" why="takes backgammon against itself for unsupervised, since nobody teaches it"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, r, s, r, u, u]

# %% wrong="kinds_of_learning" why="takes the grasps for supervised, success being a label: told only whether its own deed was good"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, s, s, r, u, r]

# %% wrong="kinds_of_learning" why="takes the compression of the table for supervised: there is no right answer in the data"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, r, s, r, s, r]

# %% wrong="kinds_of_learning" why="takes the heating for supervised, since complaints say what was wrong: they come hours later and say how good it was"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return [s, u, r, s, s, u, r]

# %% wrong="kinds_of_learning" why="written with capitals: the words are those of the statement"
def kinds_of_learning():
    return [
        "Supervised",
        "Unsupervised",
        "Reinforcement",
        "Supervised",
        "Reinforcement",
        "Unsupervised",
        "Reinforcement",
    ]
