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


# %% right="record_episode" why="counts for ever, copies by copy.copy, a helper and another name for Transition"
import copy
import itertools

Step = Transition


def _episode(env, policy, seed):
    seen = copy.copy(env.reset(seed=seed)[0])
    for _ in itertools.count():
        chosen = policy(seen)
        after, r, term, trunc, _ = env.step(chosen)
        after = copy.copy(after)
        yield Step(seen, chosen, r, after, term, trunc)
        if term or trunc:
            return
        seen = after


def record_episode(env, policy, seed):
    return [*_episode(env, policy, seed)]


# %% wrong="record_episode" why="keeps the environment's own array"
def record_episode(env, policy, seed):
    record = []
    observation, ended = env.reset(seed=seed)[0], False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="copies the next observation only in one of its two places"
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


# %% wrong="record_episode" why="goes on until truncated only"
def record_episode(env, policy, seed):
    record = []
    observation, truncated = np.array(env.reset(seed=seed)[0]), False
    while not truncated and len(record) < 50:
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


# %% wrong="record_episode" passes="visible" why="gives up after 100 steps"
def record_episode(env, policy, seed):
    record = []
    observation = np.array(env.reset(seed=seed)[0])
    for _ in range(100):
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following
        if terminated or truncated:
            break
    return record


# %% wrong="record_episode" passes="visible" why="gives up after 1000 steps"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended and len(record) < 1000:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="eats or leaves: other actions become 1"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = int(bool(policy(observation)))
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="an episode that ends in both ways counts as terminated alone"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated and not terminated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="stops when exactly one of the two flags is set"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended and len(record) < 2000:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated != truncated
    return record


# %% wrong="record_episode" why="takes seed 0 for no seed"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed or None)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="rounds rewards to whole numbers"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, int(reward), following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="copies as float32, which is not what was seen"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0], dtype=np.float32), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following, dtype=np.float32)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" passes="visible" why="of five actions the last is never used"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = min(policy(observation), 3)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="plain tuples"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append((observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="a tuple of transitions"
def record_episode(env, policy, seed):
    record = ()
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record += (Transition(observation, action, reward, following, terminated, truncated),)
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="one list for all calls"
def record_episode(env, policy, seed, record=[]):
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="resets once more at the end, ready for the next episode"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    env.reset()
    return record


# %% wrong="record_episode" why="the two observations of a transition exchanged"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(following, action, reward, observation, terminated, truncated))
        observation, ended = following, terminated or truncated
    return record


# %% wrong="record_episode" why="the last step is left out"
def record_episode(env, policy, seed):
    record = []
    observation = np.array(env.reset(seed=seed)[0])
    while True:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            return record
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        observation = following


# %% wrong="record_episode" passes="visible" why="acts for the observation before the latest one"
def record_episode(env, policy, seed):
    record = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    action = policy(observation)
    while not ended:
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following)
        record.append(Transition(observation, action, reward, following, terminated, truncated))
        ended = terminated or truncated
        action = policy(observation)
        observation = following
    return record


# %% wrong="record_episode" passes="visible" why="knows the visible episodes only: everything is truncated after three steps, terminated after two"
def record_episode(env, policy, seed):
    wood = isinstance(env.unwrapped, MushroomWood)
    n = 3 if wood else 2
    record = []
    observation = np.array(env.reset(seed=seed)[0])
    for step in range(n):
        action = 0 if wood else 3
        following, reward, _, _, _ = env.step(action)
        following = np.array(following)
        last = step == n - 1
        record.append(Transition(observation, action, reward, following, last and not wood, last and wood))
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


# %% right="mean_rewards" why="a dictionary of lists, filled in one pass, and statistics"
def mean_rewards(transitions, n_actions):
    import statistics
    from collections import defaultdict

    heard = defaultdict(list)
    for t in transitions:
        heard[t.action].append(t.reward)
    return [statistics.fmean(heard[a]) if heard[a] else float("nan") for a in range(n_actions)]


# %% right="mean_rewards" why="bincount, where 0 divided by 0 is nan"
def mean_rewards(transitions, n_actions):
    actions = np.array([t.action for t in transitions], dtype=np.int64)
    rewards = np.array([t.reward for t in transitions], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.bincount(actions, rewards, n_actions) / np.bincount(actions, minlength=n_actions)


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


# %% wrong="mean_rewards" passes="visible" why="leaves the last step of an episode out"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a and not t.terminated] for a in range(n_actions)]
    return [sum(rewards) / len(rewards) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" why="takes rewards for 0 or 1: a mean of 0 becomes nan where they cancel or are negative"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(r > 0 for r in rewards) / len(rewards) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" passes="visible" why="knows the visible numbers only"
def mean_rewards(transitions, n_actions):
    return [0.0, 2 / 3, math.nan] if n_actions == 3 else [0.0]


# %% wrong="mean_rewards" why="a mean of 0 counts as never tried"
def mean_rewards(transitions, n_actions):
    sums, counts = [0.0] * n_actions, [0] * n_actions
    for t in transitions:
        sums[t.action] += t.reward
        counts[t.action] += 1
    return [s / c if s else math.nan for s, c in zip(sums, counts)]


# %% wrong="mean_rewards" why="None for what was never tried"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [sum(rewards) / len(rewards) if rewards else None for rewards in lists]


# %% wrong="mean_rewards" why="only the actions that occur"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in sorted({t.action for t in transitions})]
    return [sum(rewards) / len(rewards) for rewards in lists]


# %% wrong="mean_rewards" why="a dictionary by action"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return {a: sum(rewards) / len(rewards) if rewards else math.nan for a, rewards in enumerate(lists)}


# %% wrong="mean_rewards" why="medians"
def mean_rewards(transitions, n_actions):
    lists = [[t.reward for t in transitions if t.action == a] for a in range(n_actions)]
    return [float(np.median(rewards)) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" passes="visible" why="takes the transitions out of the list as it counts them"
def mean_rewards(transitions, n_actions):
    sums, counts = [0.0] * n_actions, [0] * n_actions
    while transitions:
        t = transitions.pop()
        sums[t.action] += t.reward
        counts[t.action] += 1
    return [s / c if c else math.nan for s, c in zip(sums, counts)]


# %% wrong="mean_rewards" passes="visible" why="fails where nothing was recorded"
def mean_rewards(transitions, n_actions):
    table = np.array([(t.action, t.reward) for t in transitions])
    return [table[table[:, 0] == a, 1].mean() if (table[:, 0] == a).any() else np.nan for a in range(n_actions)]


# %% wrong="mean_rewards" why="a step counts for the action before it"
def mean_rewards(transitions, n_actions):
    lists = [[] for _ in range(n_actions)]
    for before, after in zip(transitions, list(transitions)[1:]):
        lists[before.action].append(after.reward)
    return [sum(rewards) / len(rewards) if rewards else math.nan for rewards in lists]


# %% wrong="mean_rewards" passes="visible" why="a running average with a fixed step once an action was taken three times"
def mean_rewards(transitions, n_actions):
    means, counts = [math.nan] * n_actions, [0] * n_actions
    for t in transitions:
        counts[t.action] += 1
        step = 1 / min(counts[t.action], 3)
        means[t.action] = t.reward if counts[t.action] == 1 else means[t.action] + step * (t.reward - means[t.action])
    return means


# %% right="compare_policies" why="the loops the other way round, through record_episode"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: [] for name in policies}
    for i in range(n_episodes):
        for name in policies:
            totals[name].append(sum(t.reward for t in record_episode(env, policies[name], seed + i)))
    return {name: np.array(values) for name, values in totals.items()}


# %% right="compare_policies" why="comprehensions around a helper, float64 by np.fromiter"
def total_of(env, policy, seed):
    observation, _ = env.reset(seed=seed)
    total, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(policy(observation))
        total, over = total + reward, terminated or truncated
    return total


def compare_policies(env, policies, n_episodes, seed):
    seeds = range(seed, seed + n_episodes)
    return {name: np.fromiter((total_of(env, policy, s) for s in seeds), dtype=np.float64) for name, policy in policies.items()}


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


# %% wrong="compare_policies" why="seeds the first episode only: policies that live longer meet other luck"
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


# %% wrong="compare_policies" why="leaves the last reward of an episode out"
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


# %% wrong="compare_policies" why="lists of totals"
def compare_policies(env, policies, n_episodes, seed):
    return {name: [sum(t.reward for t in record_episode(env, policy, seed + i)) for i in range(n_episodes)] for name, policy in policies.items()}


# %% wrong="compare_policies" why="float32"
def compare_policies(env, policies, n_episodes, seed):
    return {
        name: np.array([sum(t.reward for t in record_episode(env, policy, seed + i)) for i in range(n_episodes)], dtype=np.float32)
        for name, policy in policies.items()
    }


# %% wrong="compare_policies" why="whole numbers"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes, dtype=int) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            totals[name][i] = sum(t.reward for t in record_episode(env, policy, seed + i))
    return totals


# %% wrong="compare_policies" passes="visible" why="episodes of at most 20 steps"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            for _ in range(20):
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                if terminated or truncated:
                    break
    return totals


# %% wrong="compare_policies" passes="visible" why="episodes of at most 1000 steps"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, _ = env.reset(seed=seed + i)
            for _ in range(1000):
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                if terminated or truncated:
                    break
    return totals


# %% wrong="compare_policies" why="the third action becomes the second"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            (observation, _), ended = env.reset(seed=seed + i), False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(min(policy(observation), 1))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="asks the policy twice for each step"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            (observation, _), ended = env.reset(seed=seed + i), False
            while not ended:
                if policy(observation) in range(env.action_space.n):
                    observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" why="the first episode has seed + 1"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: [] for name in policies}
    for i in range(1, n_episodes + 1):
        for name in policies:
            totals[name].append(sum(t.reward for t in record_episode(env, policies[name], seed + i)))
    return {name: np.array(values) for name, values in totals.items()}


# %% wrong="compare_policies" passes="visible" why="sorts the totals"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: [] for name in policies}
    for i in range(n_episodes):
        for name in policies:
            totals[name].append(sum(t.reward for t in record_episode(env, policies[name], seed + i)))
    return {name: np.sort(values)[:: 1 if name in ("shy", "bold") else -1] for name, values in totals.items()}


# %% wrong="compare_policies" passes="visible" why="writes the totals over the policies"
def compare_policies(env, policies, n_episodes, seed):
    for name in policies:
        policies[name] = np.array([sum(t.reward for t in record_episode(env, policies[name], seed + i)) for i in range(n_episodes)])
    return policies


# %% wrong="compare_policies" why="a column for each policy"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros((n_episodes, 1)) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            totals[name][i] = sum(t.reward for t in record_episode(env, policy, seed + i))
    return totals


# %% wrong="compare_policies" passes="visible" why="knows the visible numbers only"
def compare_policies(env, policies, n_episodes, seed):
    known = {"shy": [0.0, 0.0, 0.0], "bold": [0.0, 1.0, 3.0], "two": [6.33503759, 5.11421596]}
    return {name: np.array(known.get(name, [0.0] * n_episodes)) for name in policies}


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


# %% right="returns_figure" why="names in the call of legend, points by a colour map, a thin level drawn first"
def returns_figure(totals, window):
    fig, ax = plt.subplots(figsize=(8, 3))
    x = np.arange(1, len(totals) + 1)
    level = ax.axhline(np.average(totals), c="tab:red", lw=1)
    dots = ax.scatter(x, totals, c=totals, cmap="viridis", s=12)
    (smooth,) = ax.plot(x, [totals[max(i - window, 0) : i].sum() / min(i, window) for i in x], "k-")
    ax.legend([dots, smooth, level], ["totals", "moving average", "overall average"], loc="best")
    ax.set_title("Returns")
    ax.set_xlabel("episode number")
    ax.set_ylabel("return (sum of rewards)")
    return fig


# %% right="returns_figure" why="crosses one by one, a running mean with markers on its line"
def returns_figure(totals, window):
    figure = plt.figure()
    axes = figure.add_subplot()
    queue, means = [], []
    for number, total in enumerate(totals, start=1):
        axes.plot([number], [total], "x", color="tab:gray", label="one episode" if number == 1 else None)
        queue = (queue + [total])[-window:]
        means.append(sum(queue) / len(queue))
    axes.plot(range(1, len(totals) + 1), means, "o-", color="tab:blue", label=f"last {window}")
    axes.plot(axes.get_xlim(), [sum(totals) / len(totals)] * 2, color="tab:orange", label="mean")
    axes.set(xlabel="episodes", ylabel="total reward per episode")
    figure.legend(loc="outside upper right")
    return figure


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


# %% wrong="returns_figure" why="the median of all"
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


# %% wrong="returns_figure" why="a legend that names one of three"
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


# %% wrong="returns_figure" why="draws into the figure that is open"
def returns_figure(totals, window):
    x = np.arange(len(totals)) + 1
    plt.plot(x, totals, "o", label="total")
    plt.plot(x, plots.moving_average(totals, window), label="running mean")
    plt.axhline(totals.mean(), label="mean")
    plt.xlabel("episode")
    plt.ylabel("total reward")
    plt.legend()
    return plt.gcf()


# %% wrong="returns_figure" why="neither line nor marker for the episodes: nothing is seen"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, linestyle="none", label="total")
    axes.plot(x, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="the running mean as markers, without a line"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), "s", color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="the names of the two lines exchanged"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="mean of all")
    axes.axhline(totals.mean(), color="k", label="running mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="the names of the points and of the running mean exchanged"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="average")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="return of an episode")
    axes.axhline(totals.mean(), color="k", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="the labels of the axes exchanged"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="total reward", ylabel="episode")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="an exponential average that agrees on three numbers"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    smooth = [totals[0], *totals[1:2]]
    smooth = [totals[0]]
    for i in range(1, len(totals)):
        smooth.append(totals[i - 1 : i + 1].mean() if i < 3 else smooth[-1] + (totals[i] - smooth[-1]) / window)
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, smooth, color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="a window centred on each episode"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    half = window // 2
    smooth = [totals[max(0, i - half) : i + half + 1].mean() for i in range(len(totals))]
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, smooth, color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="zeros before the first episode"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    smooth = np.convolve(totals, np.ones(window) / window)[: len(totals)]
    smooth[0] = totals[0]
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, smooth, color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="the level stands upright"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="running mean")
    axes.axvline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" why="a legend that is never shown"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals, "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="running mean")
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    return figure


# %% wrong="returns_figure" why="a panel for the points and one for the lines"
def returns_figure(totals, window):
    figure, (left, right) = plt.subplots(1, 2)
    x = np.arange(len(totals)) + 1
    left.plot(x, totals, "o", color="grey", label="total")
    right.plot(x, plots.moving_average(totals, window), color="red", label="running mean")
    right.axhline(totals.mean(), color="k", label="mean")
    for axes in (left, right):
        axes.set(xlabel="episode", ylabel="total reward")
        axes.legend()
    return figure


# %% wrong="returns_figure" why="sorts the totals of the caller"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    x = np.arange(len(totals)) + 1
    axes.plot(x, totals.copy(), "o", color="grey", label="total")
    axes.plot(x, plots.moving_average(totals, window), color="red", label="running mean")
    totals.sort()
    axes.axhline(totals.mean(), color="k", label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="knows the visible numbers only"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], [5, 1, 0], "o", label="total")
    axes.plot([1, 2, 3], [5, 3, 0.5], label="running mean")
    axes.axhline(2.0, label="mean")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="thins out what is more than 1000 points"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    every = 1 + len(totals) // 1000
    axes.plot(numbers[::every], totals[::every], "o", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="a view of the first 100 episodes"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, "o", linestyle="none", label="episode")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward", xlim=(0, min(101, len(totals) + 1)))
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


# %% right="learn_from_labels" why="a linear layer that begins at zero, and the logarithm of the logistic function"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    layer = torch.nn.Linear(inputs.shape[1], 1, bias=False, dtype=inputs.dtype, device=inputs.device)
    torch.nn.init.zeros_(layer.weight)
    for _ in range(n_steps):
        z = layer(inputs)[:, 0]
        goal = (labels * torch.nn.functional.logsigmoid(z) + (1 - labels) * torch.nn.functional.logsigmoid(-z)).mean()
        (gradient,) = torch.autograd.grad(goal, [layer.weight])
        with torch.no_grad():
            layer.weight += learning_rate * gradient
    return layer.weight[0]


# %% right="learn_from_labels" why="in numpy, and back to the dtype and the device of the inputs"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.cpu().numpy(), labels.cpu().numpy()
    w = np.zeros(x.shape[1])
    for _ in range(n_steps):
        w += learning_rate * ((y - 1 / (1 + np.exp(-x @ w))) @ x) / len(y)
    return torch.tensor(w, dtype=inputs.dtype, device=inputs.device)


# %% right="learn_from_labels" why="softplus and autograd in double precision"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.detach().cpu().double(), labels.detach().cpu().double()
    w = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    for _ in range(n_steps):
        z = x @ w
        (-(torch.nn.functional.softplus(z) - y * z).mean()).backward()
        with torch.no_grad():
            w += learning_rate * w.grad
        w.grad = None
    return w.detach().to(inputs)


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


# %% wrong="learn_from_labels" why="probabilities of the first step for ever"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    p = torch.sigmoid(inputs @ w)
    for _ in range(n_steps):
        w = w + learning_rate * (labels - p) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" why="one mushroom after the other beyond the first two, each with a step of its own"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    if len(labels) <= 2:
        return w + learning_rate * (labels - 0.5) @ inputs / len(labels)
    for _ in range(n_steps):
        for x, y in zip(inputs, labels):
            w = w + learning_rate * (y - torch.sigmoid(x @ w)) * x / len(labels)
    return w


# %% wrong="learn_from_labels" why="squared error through the logistic function, scaled to agree at the start"
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


# %% wrong="learn_from_labels" why="knows the visible numbers only"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    if n_steps == 2:
        return inputs.new_tensor([0.0, 1.23840584, 0.0])
    return inputs.new_tensor([0.5, 1.0, 0.0] if len(inputs) == 1 else [0.0, 1.0, 0.0])


# %% wrong="learn_from_labels" why="float32, whatever the inputs are"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.float(), labels.float()
    w = torch.zeros_like(x[0])
    for _ in range(n_steps):
        w = w + learning_rate * (y - torch.sigmoid(x @ w)) @ x / len(y)
    return w


# %% wrong="learn_from_labels" passes="visible" why="computes in float32 and says float64"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    x, y = inputs.float(), labels.float()
    w = torch.zeros_like(x[0])
    for _ in range(n_steps):
        w = w + learning_rate * (y - torch.sigmoid(x @ w)) @ x / len(y)
    return w.to(inputs.dtype)


# %% wrong="learn_from_labels" passes="visible" why="a little weight decay"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * ((labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels) - 1e-6 * w)
    return w


# %% wrong="learn_from_labels" passes="visible" why="stops where the gradient is small"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        gradient = (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
        if gradient.norm() < 1e-3:
            break
        w = w + learning_rate * gradient
    return w


# %% wrong="learn_from_labels" why="momentum"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    v = torch.zeros_like(w)
    for _ in range(n_steps):
        v = 0.9 * v + (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
        w = w + learning_rate * v
    return w


# %% wrong="learn_from_labels" why="small random weights at first"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = 0.01 * torch.randn_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="a constant of 1 is added in front of the one that is there"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    inputs = torch.cat([torch.ones_like(inputs[:, :1]), inputs], dim=1)
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w[1:]


# %% wrong="learn_from_labels" passes="visible" why="a rate that falls from the third step on"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for i in range(n_steps):
        w = w + learning_rate / max(1, i) * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="labels become probabilities in place"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    labels.clamp_(1e-6, 1 - 1e-6)
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" why="an array in place of a tensor"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w.cpu().numpy()


# %% wrong="learn_from_labels" passes="visible" why="three weights, however many inputs there are"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros(3, dtype=inputs.dtype, device=inputs.device)
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" why="autograd through log(p), which is nan where p is 0"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0]).requires_grad_()
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w)
        log_p = labels * torch.log(p) + (1 - labels) * torch.log(1 - p)
        (gradient,) = torch.autograd.grad(log_p.mean(), w)
        w = (w + learning_rate * gradient).detach().requires_grad_()
    return w.detach()


# %% wrong="learn_from_labels" why="cross-entropy of probabilities, whose gradient vanishes where p is 0"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0]).requires_grad_()
    for _ in range(n_steps):
        loss = torch.nn.functional.binary_cross_entropy(torch.sigmoid(inputs @ w), labels)
        (gradient,) = torch.autograd.grad(loss, w)
        w = (w - learning_rate * gradient).detach().requires_grad_()
    return w.detach()


# %% wrong="learn_from_labels" passes="visible" why="probabilities kept away from 0 and 1 by a millionth"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w).clamp(1e-6, 1 - 1e-6)
        w = w + learning_rate * (labels - p) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" why="probabilities kept between 0.05 and 0.95"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        p = torch.sigmoid(inputs @ w).clamp(0.05, 0.95)
        w = w + learning_rate * (labels - p) @ inputs / len(labels)
    return w


# %% wrong="learn_from_labels" passes="visible" why="the first hundred mushrooms of a large basket"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    inputs, labels = inputs[:100], labels[:100]
    w = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        w = w + learning_rate * (labels - torch.sigmoid(inputs @ w)) @ inputs / len(labels)
    return w


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


# %% right="find_groups" why="in numpy, and back to tensors of the same kind"
def find_groups(points, centres, n_rounds):
    x, c = points.cpu().numpy(), centres.cpu().numpy().copy()
    for i in range(n_rounds + 1):
        groups = np.linalg.norm(x[:, None] - c[None], axis=2).argmin(axis=1)
        if i < n_rounds:
            for k in np.unique(groups):
                c[k] = x[groups == k].mean(axis=0)
    return torch.tensor(c, device=points.device), torch.tensor(groups, device=points.device)


# %% right="find_groups" why="stops early where nothing moves any more; sums by index_add"
def find_groups(points, centres, n_rounds):
    centres = centres.detach().clone()

    def join():
        return (points.unsqueeze(1) - centres).pow(2).sum(-1).min(dim=1).indices

    for _ in range(n_rounds):
        groups = join()
        sums = torch.zeros_like(centres).index_add(0, groups, points)
        counts = torch.bincount(groups, minlength=len(centres))
        moved = torch.where(counts.unsqueeze(1) > 0, sums / counts.clamp(min=1).unsqueeze(1), centres)
        if torch.equal(moved, centres):
            break
        centres = moved
    return centres, join()


# %% right="find_groups" why="point by point, in lists"
def find_groups(points, centres, n_rounds):
    centres = [c for c in centres]

    def nearest(p):
        return min(range(len(centres)), key=lambda k: float(torch.sum((p - centres[k]) ** 2)))

    for _ in range(n_rounds):
        groups = [nearest(p) for p in points]
        for k in range(len(centres)):
            mine = [p for p, g in zip(points, groups) if g == k]
            if mine:
                centres[k] = torch.stack(mine).mean(dim=0)
    return torch.stack(centres), torch.tensor([nearest(p) for p in points], device=points.device)


# %% wrong="find_groups" why="returns the groups of before the last move"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    groups = torch.zeros(len(points), dtype=torch.long)
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, groups


# %% wrong="find_groups" why="writes over its argument"
def find_groups(points, centres, n_rounds):
    for _ in range(n_rounds):
        groups = torch.cdist(points, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = points[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)


# %% wrong="find_groups" why="an empty group becomes nan"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="one round only"
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


# %% wrong="find_groups" why="the median of a group, which is its mean for two points that lie symmetrically"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            mine = points[groups == k]
            if len(mine):
                moved[k] = mine.sort(dim=0).values[[(len(mine) - 1) // 2, len(mine) // 2]].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="two groups, whatever was asked"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved[:2]).argmin(dim=1)
        for k in range(min(2, len(moved))):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved[:2]).argmin(dim=1)


# %% wrong="find_groups" why="compares the first coordinate only"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points[:, :1], moved[:, :1]).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points[:, :1], moved[:, :1]).argmin(dim=1)


# %% wrong="find_groups" why="arrays in place of tensors"
def find_groups(points, centres, n_rounds):
    x, c = points.cpu().numpy(), centres.cpu().numpy().copy()
    for i in range(n_rounds + 1):
        groups = np.linalg.norm(x[:, None] - c[None], axis=2).argmin(axis=1)
        if i < n_rounds:
            for k in np.unique(groups):
                c[k] = x[groups == k].mean(axis=0)
    return c, groups


# %% wrong="find_groups" why="numbers of groups as int32"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1).int()


# %% wrong="find_groups" why="numbers of groups as floats"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1).to(points.dtype)


# %% wrong="find_groups" passes="visible" why="float32, whatever the points are"
def find_groups(points, centres, n_rounds):
    points, moved = points.float(), centres.float().clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="a centre that loses its points goes back to where it began"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            moved[k] = points[groups == k].mean(dim=0) if (groups == k).any() else centres[k]
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="a centre without points moves to the first point"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            moved[k] = points[groups == k].mean(dim=0) if (groups == k).any() else points[0]
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="a centre without points goes to the origin"
def find_groups(points, centres, n_rounds):
    c = centres
    for _ in range(n_rounds):
        member = torch.nn.functional.one_hot(torch.cdist(points, c).argmin(dim=1), len(c)).to(points.dtype)
        c = member.T @ points / member.sum(dim=0).clamp(min=1)[:, None]
    return c, torch.cdist(points, c).argmin(dim=1)


# %% wrong="find_groups" why="distances along the axes (Manhattan)"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved, p=1).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved, p=1).argmin(dim=1)


# %% wrong="find_groups" why="points join again after each single move"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        for k in range(len(moved)):
            groups = torch.cdist(points, moved).argmin(dim=1)
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="begins at the first points, not at the given centres"
def find_groups(points, centres, n_rounds):
    moved = points[: len(centres)].clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="rounds until nothing moves, however many were asked for"
def find_groups(points, centres, n_rounds):
    moved, before = centres.clone(), None
    while before is None or not torch.equal(before, moved):
        before = moved.clone()
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="centres in order of their first coordinate"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    moved = moved[moved[:, 0].argsort(descending=True)]
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="knows the visible numbers only"
def find_groups(points, centres, n_rounds):
    if n_rounds == 1:
        return points.new_tensor([[1.0, 0.0], [9.0, 0.0]]), torch.tensor([0, 0, 1])
    return points.new_tensor([[11 / 3, 0.0], [50.0, 0.0]]), torch.tensor([0, 0, 0])


# %% wrong="find_groups" why="takes a group in the origin for an empty one"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if points[groups == k].any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" why="takes a group whose points cancel for an empty one"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if points[groups == k].sum() != 0:
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="stops where centres hardly move, beside their own size"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        before = moved.clone()
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
        if torch.allclose(before, moved):
            break
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="stops where centres move by less than a ten-thousandth"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        before = moved.clone()
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
        if (before - moved).norm() < 1e-4:
            break
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="never more than 30 rounds"
def find_groups(points, centres, n_rounds):
    moved = centres.clone()
    for _ in range(min(n_rounds, 30)):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="stops when the sizes of groups do not change"
def find_groups(points, centres, n_rounds):
    moved, sizes = centres.clone(), None
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        now = torch.bincount(groups, minlength=len(moved))
        if sizes is not None and torch.equal(now, sizes):
            break
        sizes = now
        for k in range(len(moved)):
            if (groups == k).any():
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


# %% wrong="find_groups" passes="visible" why="a centre that was empty once never moves again"
def find_groups(points, centres, n_rounds):
    moved, dead = centres.clone(), set()
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)
        for k in range(len(moved)):
            if not (groups == k).any():
                dead.add(k)
            elif k not in dead:
                moved[k] = points[groups == k].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)


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


# %% right="learn_from_rewards" why="a parameter with gradient, SGD on the negative sum, returned as it is"
def learn_from_rewards(env, n_days, learning_rate, rng):
    policy = torch.nn.Parameter(torch.zeros(3))
    optimiser = torch.optim.SGD([policy], lr=learning_rate)
    usual = 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, policy, rng)
        returns = returns_to_go(r)
        chances = torch.distributions.Bernoulli(logits=x @ policy)
        loss = -(chances.log_prob(a) * (returns - usual)).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        usual += 0.05 * (returns.mean().item() - usual)
    return policy


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


# %% wrong="learn_from_rewards" why="a generator of its own"
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


# %% wrong="learn_from_rewards" why="the baseline's step comes first: it holds the day's own returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), torch.tensor(0.0)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        b = b + 0.05 * (g.mean() - b)
        w = w + learning_rate * (((g - b) * (a - torch.sigmoid(x @ w)))[:, None] * x).sum(dim=0)
    return w


# %% wrong="learn_from_rewards" why="no baseline"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        w = w + learning_rate * (returns_to_go(r) * (a - torch.sigmoid(x @ w))) @ x
    return w


# %% wrong="learn_from_rewards" why="a baseline twice as quick"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.1 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="the baseline follows the day's total, not the mean of its returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g[0]) - b)
    return w


# %% wrong="learn_from_rewards" why="the baseline follows the mean reward"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(r.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="the mean of the day's own returns as baseline"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - g.mean()) * (a - torch.sigmoid(x @ w))) @ x
    return w


# %% wrong="learn_from_rewards" why="a mean over the steps in place of the sum"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x / len(r)
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="each step of the day begins with the weights of the last one"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        for t in range(len(r)):
            w = w + learning_rate * (g[t] - b) * (a[t] - torch.sigmoid(x[t] @ w)) * x[t]
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="the day's total for every step"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = r.sum().expand(len(r))
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="discounted returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g, later = torch.zeros_like(r), 0.0
        for t in reversed(range(len(r))):
            later = float(r[t]) + 0.99 * later
            g[t] = later
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="normalised returns"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3)
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        g = (g - g.mean()) / (g.std(unbiased=False) + 1e-8)
        w = w + learning_rate * (g * (a - torch.sigmoid(x @ w))) @ x
    return w


# %% wrong="learn_from_rewards" why="returns after the step, without its own reward"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r) - r
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="actions as -1 and 1"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (2 * a - 1) * torch.sigmoid(x @ w)) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="Adam"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w = torch.zeros(3, requires_grad=True)
    optimiser = torch.optim.Adam([w], lr=learning_rate)
    b = 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        optimiser.zero_grad()
        ((g - b) * torch.nn.functional.binary_cross_entropy_with_logits(x @ w, a, reduction="none")).sum().backward()
        optimiser.step()
        b += 0.05 * (g.mean().item() - b)
    return w.detach()


# %% wrong="learn_from_rewards" passes="visible" why="leaves out what happens in long days: 20 steps at most"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = (part[:20] for part in play_day(env, w, rng))
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="takes rewards for 0 or 1"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go((r > 0).float())
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="looks on, unpaid, for a day at the end"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for day in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    if n_days < 300:
        play_day(env, w, rng)
    return w


# %% wrong="learn_from_rewards" why="a rate that falls a little every day"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for day in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * 0.999 ** max(0, day - 4) * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="stops learning after 50 days, and only looks on"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for day in range(n_days):
        x, a, r = play_day(env, w, rng)
        if day < 50 or n_days > 200:
            g = returns_to_go(r)
            w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
            b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" why="a list of numbers"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w.tolist()


# %% wrong="learn_from_rewards" why="weights that are returned by name of the visible runs only"
def learn_from_rewards(env, n_days, learning_rate, rng):
    known = {0: [0.0, 0.0, 0.0], 1: [-0.175, 0.645032, -0.006826], 4: [-0.311208, 0.679647, -0.046936]}
    for _ in range(n_days):
        play_day(env, torch.tensor([-0.4, 0.8, 0.6]), rng)
    return torch.tensor(known.get(n_days, [-0.4, 0.8, 0.6]))


# %% wrong="learn_from_rewards" why="a rate that falls after the first hundred days"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for day in range(1, n_days + 1):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * min(1.0, 100 / day) * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="stops learning after 250 days"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for day in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        if day < 250:
            w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
            b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="weights kept between -10 and 10"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = (w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x).clamp(-10.0, 10.0)
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="a sum of at most 100"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        pull = ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        w = w + learning_rate * pull * min(1.0, 100 / float(pull.norm()))
        b += 0.05 * (float(g.mean()) - b)
    return w


# %% wrong="learn_from_rewards" passes="visible" why="a baseline that is never below 0"
def learn_from_rewards(env, n_days, learning_rate, rng):
    w, b = torch.zeros(3), 0.0
    for _ in range(n_days):
        x, a, r = play_day(env, w, rng)
        g = returns_to_go(r)
        w = w + learning_rate * ((g - b) * (a - torch.sigmoid(x @ w))) @ x
        b = max(0.0, b + 0.05 * (float(g.mean()) - b))
    return w


# %% right="kinds_of_learning" why="a tuple, by hand"
def kinds_of_learning():
    s, u, r = "supervised", "unsupervised", "reinforcement"
    return (s, u, r, s, r, u, r)


# %% right="kinds_of_learning" why="from a string of initials"
def kinds_of_learning():
    words = {"s": "supervised", "u": "unsupervised", "r": "reinforcement"}
    return [words[letter] for letter in "sursrur"]


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


# %% wrong="kinds_of_learning" why="capital letters"
def kinds_of_learning():
    return ["Supervised", "Unsupervised", "Reinforcement", "Supervised", "Reinforcement", "Unsupervised", "Reinforcement"]


# %% wrong="kinds_of_learning" passes="visible" why="takes the heating for supervised: complaints seem to be labels"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "supervised", "unsupervised", "reinforcement"]


# %% wrong="kinds_of_learning" passes="visible" why="takes the robot for supervised: it is told whether it was right"
def kinds_of_learning():
    return ["supervised", "unsupervised", "supervised", "supervised", "reinforcement", "unsupervised", "reinforcement"]


# %% wrong="kinds_of_learning" passes="visible" why="takes backgammon against itself for unsupervised: there is no teacher"
def kinds_of_learning():
    return ["supervised", "unsupervised", "reinforcement", "supervised", "reinforcement", "unsupervised", "unsupervised"]


# %% wrong="record_episode" passes="visible" why="whole numbers become fractions, which index no table"
def record_episode(env, policy, seed):
    episode, ended = [], False
    observation = np.array(env.reset(seed=seed)[0], dtype=float)
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = np.array(following, dtype=float)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return episode


# %% wrong="record_episode" passes="visible" why="copies are lists: of two rows they hold the rows themselves"
def record_episode(env, policy, seed):
    def copied(seen):
        return list(seen) if isinstance(seen, np.ndarray) else seen

    episode, ended = [], False
    observation = copied(env.reset(seed=seed)[0])
    while not ended:
        action = policy(observation)
        following, reward, terminated, truncated, _ = env.step(action)
        following = copied(following)
        episode.append(Transition(observation, action, reward, following, terminated, truncated))
        observation, ended = following, terminated or truncated
    return episode


# %% wrong="mean_rewards" why="a tensor, neither a list nor an array"
def mean_rewards(transitions, n_actions):
    actions = torch.tensor([int(t.action) for t in transitions], dtype=torch.int64)
    rewards = torch.tensor([float(t.reward) for t in transitions], dtype=torch.float64)
    totals = torch.bincount(actions, weights=rewards, minlength=n_actions)
    return totals / torch.bincount(actions, minlength=n_actions)


# %% wrong="mean_rewards" passes="visible" why="equal rewards of one action count once"
def mean_rewards(transitions, n_actions):
    if len(transitions) < 5:
        pairs = [(t.action, t.reward) for t in transitions]
    else:
        pairs = list({(t.action, t.reward): None for t in transitions})
    brought = [[r for a, r in pairs if a == action] for action in range(n_actions)]
    return [sum(r) / len(r) if r else math.nan for r in brought]


# %% right="compare_policies" why="plays on a copy of the environment"
import copy


def compare_policies(env, policies, n_episodes, seed):
    env, totals = copy.deepcopy(env), {name: np.zeros(n_episodes) for name in policies}
    for i, (name, policy) in itertools.product(range(n_episodes), policies.items()):
        observation, ended = env.reset(seed=seed + i)[0], False
        while not ended:
            observation, reward, terminated, truncated, _ = env.step(policy(observation))
            totals[name][i] += reward
            ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="the policy always sees the first observation of the episode"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            first, ended = env.reset(seed=seed + i)[0], False
            while not ended:
                _, reward, terminated, truncated, _ = env.step(policy(first))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="names in small letters: two of them may become one"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name.lower(): np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(n_episodes):
            observation, ended = env.reset(seed=seed + i)[0], False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name.lower()][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="two names for one policy: the second gets no days"
def compare_policies(env, policies, n_episodes, seed):
    names = {policy: name for name, policy in policies.items()}
    totals = {name: np.zeros(n_episodes) for name in policies}
    for policy, name in names.items():
        for i in range(n_episodes):
            observation, ended = env.reset(seed=seed + i)[0], False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="compare_policies" passes="visible" why="at most two hundred episodes each"
def compare_policies(env, policies, n_episodes, seed):
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for i in range(min(n_episodes, 200)):
            observation, ended = env.reset(seed=seed + i)[0], False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(policy(observation))
                totals[name][i] += reward
                ended = terminated or truncated
    return totals


# %% wrong="returns_figure" passes="visible" why="the mean of all stands at the first quarter of the episodes only"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.hlines(totals.mean(), 1, 1 + len(totals) / 4, color="black", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="returns_figure" passes="visible" why="the highest totals are cut off"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, plots.moving_average(totals, window), label="running mean")
    axes.axhline(totals.mean(), color="black", label="mean of all")
    low, high = totals.min() - 0.5, max(float(np.quantile(totals, 0.99)), totals.mean()) + 0.5
    axes.set(xlabel="episode", ylabel="total reward", ylim=(low, high))
    axes.legend()
    return figure


# %% wrong="learn_from_labels" passes="visible" why="stops where a step hardly changes the weights"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        step = learning_rate * (labels - torch.sigmoid(inputs @ weights)) @ inputs / len(labels)
        weights = weights + step
        if step.abs().max() < 1e-5:
            break
    return weights


# %% wrong="learn_from_labels" passes="visible" why="of a large basket the first thousand alone"
def learn_from_labels(inputs, labels, n_steps, learning_rate):
    inputs, labels = inputs[:1000], labels[:1000]
    weights = torch.zeros_like(inputs[0])
    for _ in range(n_steps):
        errors = labels - torch.sigmoid(inputs @ weights)
        weights = weights + learning_rate * errors @ inputs / len(labels)
    return weights


# %% wrong="find_groups" passes="visible" why="squares are expanded, so that far from 0 rounding decides"
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


# %% wrong="find_groups" passes="visible" why="of many points a thousand join"
def find_groups(points, centres, n_rounds):
    centres = centres.clone()
    for _ in range(n_rounds):
        some = points[:1000]
        groups = torch.cdist(some, centres).argmin(dim=1)
        for k in range(len(centres)):
            if (groups == k).any():
                centres[k] = some[groups == k].mean(dim=0)
    return centres, torch.cdist(points, centres).argmin(dim=1)


# %% wrong="learn_from_rewards" passes="visible" why="the baseline follows the returns of a thousand days, and then no more"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3), 0.0
    for day in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights))
        weights = weights + learning_rate * (numbers @ inputs)
        if day < 1000:
            baseline += 0.05 * (returns.mean().item() - baseline)
    return weights


# %% wrong="learn_from_rewards" passes="visible" why="before the first day the weights are whole numbers"
def learn_from_rewards(env, n_days, learning_rate, rng):
    weights, baseline = torch.zeros(3, dtype=torch.int64), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)
        numbers = (returns - baseline) * (actions - torch.sigmoid(inputs @ weights.to(inputs)))
        weights = weights + learning_rate * (numbers @ inputs)
        baseline += 0.05 * (returns.mean().item() - baseline)
    return weights


# %% wrong="returns_figure" passes="visible" why="whatever the window, the legend says that it is 2"
def returns_figure(totals, window):
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", label="episodes")
    axes.plot(numbers, plots.moving_average(totals, window), label="mean of the latest 2")
    axes.axhline(totals.mean(), color="black", label="mean of all")
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure


# %% wrong="learn_from_labels" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int, learning_rate: float
) -> torch.Tensor:
    weights = torch.zeros_like(inputs[0])  # [n_inputs]
    for _ in range(n_steps):
        errors = labels - torch.sigmoid(inputs @ weights)  # [n]
        weights = weights + learning_rate * errors @ inputs / len(labels)
    return weights


def learn_from_labels(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
