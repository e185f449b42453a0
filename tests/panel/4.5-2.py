# %% right="discounted_returns" why="list backwards, turned around in the end"
def discounted_returns(
    rewards: Sequence[float] | NDArray[np.float64], gamma: float, tail: float = 0.0
) -> NDArray[np.float64]:
    """Return the return of each step of an episode."""
    g, returns = tail, []
    for reward in reversed(rewards):
        g = reward + gamma * g
        returns.append(g)
    return np.array(returns[::-1], dtype=np.float64)

# %% right="discounted_returns" why="fills an empty float64 array from the end by index"
def discounted_returns(rewards, gamma, tail=0.0):
    n = len(rewards)
    out = np.empty(n, dtype=np.float64)
    following = float(tail)
    for t in range(n - 1, -1, -1):
        following = out[t] = rewards[t] + gamma * following
    return out

# %% right="discounted_returns" why="itertools.accumulate with an initial value, np.fromiter"
def discounted_returns(rewards, gamma, tail=0.0):
    backwards = itertools.accumulate(
        reversed(rewards), lambda later, reward: reward + gamma * later, initial=tail
    )
    next(backwards)
    return np.fromiter(backwards, dtype=np.float64, count=len(rewards))[::-1].copy()

# %% right="discounted_returns" why="the tail as one more value at the end of a padded array, which is cut off again"
def discounted_returns(rewards, gamma, tail=0.0):
    padded = np.append(np.asarray(rewards, dtype=np.float64), tail)
    for t in reversed(range(len(padded) - 1)):
        padded[t] += gamma * padded[t + 1]
    return padded[:-1]

# %% wrong="discounted_returns" why="works in the caller's array where rewards come as a float64 array: arguments are not changed"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = np.asarray(rewards, dtype=np.float64)
    g = tail
    for t in reversed(range(len(returns))):
        returns[t] += gamma * g
        g = returns[t]
    return returns

# %% wrong="discounted_returns" why="takes the dtype from the rewards: whole rewards give truncated ints, not float64"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = np.array(rewards)
    g = tail
    for t in reversed(range(len(returns))):
        g = returns[t] + gamma * g
        returns[t] = g
    return returns

# %% wrong="discounted_returns" why="begins with the last reward, so no rewards at all are an IndexError: there may be none"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = [rewards[-1] + gamma * tail]
    for reward in list(rewards[:-1])[::-1]:
        returns.insert(0, reward + gamma * returns[0])
    return np.array(returns, dtype=np.float64)

# %% wrong="discounted_returns" why="divides by powers of gamma: NaN for gamma = 0 and in long episodes, where the powers underflow; gamma in [0, 1]"
def discounted_returns(rewards, gamma, tail=0.0):
    r = np.asarray(rewards, dtype=np.float64)
    powers = gamma ** np.arange(len(r) + 1, dtype=np.float64)
    present = r * powers[:-1]
    ahead = np.cumsum(present[::-1])[::-1] + powers[-1] * tail
    return ahead / powers[:-1]

# %% wrong="discounted_returns" why="a negative tail is dropped: tail is what is left to collect, and that may be negative"
def discounted_returns(rewards, gamma, tail=0.0):
    g = tail if tail > 0 else 0.0
    returns = []
    for reward in reversed(rewards):
        g = reward + gamma * g
        returns.append(g)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="the tail takes the place of the return of the last step, undiscounted: G = R + gamma times tail"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], tail
    for t, reward in enumerate(reversed(rewards)):
        g = reward + (g if t == 0 else gamma * g)
        returns.append(g)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="adds gamma times tail to every return, whatever lies between: the tail is what is left after the last reward"
def discounted_returns(rewards, gamma, tail=0.0):
    g, returns = 0.0, []
    for reward in reversed(rewards):
        g = reward + gamma * g
        returns.append(g + gamma * tail)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="starts the powers of gamma at the first step: discounts all returns from the start of the episode"
def discounted_returns(rewards, gamma, tail=0.0):
    values = [*rewards, tail]
    seen = [gamma**t * v for t, v in enumerate(values)]
    return np.array([sum(seen[t:]) for t in range(len(rewards))], dtype=np.float64)

# %% right="monte_carlo_values" why="sums and counts, a set for first visits"
def monte_carlo_values(
    episodes: Sequence[Episode], n_states: int, gamma: float, first_visit: bool
) -> NDArray[np.float64]:
    """Return the average return from each state."""
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for number, episode in enumerate(episodes):
        if not episode.terminated:
            raise ValueError(f"episode {number} was cut off (terminated is False)")
        g, returns = 0.0, []
        for reward in reversed(episode.rewards):
            g = reward + gamma * g
            returns.append(g)
        seen = set()
        for state, value in zip(episode.states, reversed(returns)):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    values = np.full(n_states, np.nan)
    np.divide(sums, counts, out=values, where=counts > 0)
    return values

# %% right="monte_carlo_values" why="one backward pass: a dict that earlier visits overwrite holds the first visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if not all(e.terminated for e in episodes):
        raise ValueError("an episode was cut off by a step limit")
    collected = [[] for _ in range(n_states)]
    for e in episodes:
        first, g = {}, 0.0
        for t in range(len(e.rewards) - 1, -1, -1):
            g = e.rewards[t] + gamma * g
            if first_visit:
                first[e.states[t]] = g
            else:
                collected[e.states[t]].append(g)
        for state, value in first.items():
            collected[state].append(value)
    return np.array(
        [sum(gs) / len(gs) if gs else math.nan for gs in collected], dtype=np.float64
    )

# %% right="monte_carlo_values" why="all visits of the batch in two arrays, np.unique picks the first ones, np.bincount averages"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    states, returns = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off: the returns of an episode are not whole")
        n = len(e.rewards)
        g = np.zeros(n + 1)
        for t in range(n)[::-1]:
            g[t] = e.rewards[t] + gamma * g[t + 1]
        visited = np.array(e.states[:n], dtype=np.int64)
        if first_visit:
            where = np.unique(visited, return_index=True)[1]
        else:
            where = np.arange(n)
        states.append(visited[where])
        returns.append(g[where])
    left, got = np.concatenate(states), np.concatenate(returns)
    n_visits = np.bincount(left, minlength=n_states)
    total = np.bincount(left, weights=got, minlength=n_states)
    return np.where(n_visits > 0, total / np.maximum(n_visits, 1), np.nan)

# %% wrong="monte_carlo_values" why="the set of seen states is made once for all episodes: each episode gives one return, that of its first visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts, seen = np.zeros(n_states), np.zeros(n_states), set()
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="every visit: averages within each episode first, then over episodes; each visit gives one return"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    per_state = [[] for _ in range(n_states)]
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        own = {}
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            own.setdefault(state, []).append(value)
        for state, values in own.items():
            per_state[state].append(values[0] if first_visit else np.mean(values))
    return np.array([np.mean(v) if v else np.nan for v in per_state], dtype=np.float64)

# %% wrong="monte_carlo_values" why="leaves out the state in which the episode ended wherever it occurs, also where it was left before: only the end itself is not a visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        seen = {episode.states[-1]} if first_visit else set()
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if state == episode.states[-1] or (first_visit and state in seen):
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="discount is forgotten in the returns: gamma is the discount"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        returns = np.cumsum(episode.rewards[::-1])[::-1]
        seen = set()
        for state, value in zip(episode.states, returns):
            if not (first_visit and state in seen):
                sums[state] += value
                counts[state] += 1
            seen.add(state)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="only the last episode is looked at for a cut: refuse a batch in which some episode was cut off"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if episodes and not episodes[-1].terminated:
        raise ValueError("the episode was cut off")
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        seen = set()
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="raises only where all episodes were cut off, and skips the others: refuse a batch in which some episode was cut off"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    whole = [e for e in episodes if e.terminated]
    if episodes and not whole:
        raise ValueError("all episodes were cut off")
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in whole:
        seen = set()
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="0 for a state without a visit: NaN for states without a visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        seen = set()
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return sums / np.maximum(counts, 1)

# %% wrong="monte_carlo_values" why="the end counts as a visit with return 0: the state in which an episode ended is not a visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        seen = set()
        returns = [*discounted_returns(episode.rewards, gamma), 0.0]
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="a return of a state that is visited again at once is left out in first-visit mode only by comparing with the step before, so later returns count: one return for a state in each episode"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        returns = discounted_returns(episode.rewards, gamma)
        for t, (state, value) in enumerate(zip(episode.states, returns)):
            if first_visit and t > 0 and episode.states[t - 1] == state:
                continue
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="stacks the table from the returns, so that no episodes at all raise an error: there may be none"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if not min(e.terminated for e in episodes):
        raise ValueError("an episode was cut off")
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        seen = set()
        returns = discounted_returns(episode.rewards, gamma)
        for state, value in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += value
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% right="mc_episode" why="all returns first, then a loop over the visits"
def mc_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    """Apply one Monte Carlo update for each visit of an episode, in order."""
    g = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = []
    for reward in reversed(episode.rewards):
        g = reward + gamma * g
        returns.append(g)
    for state, target in zip(episode.states, reversed(returns)):
        values[state] += step_size * (target - values[state])

# %% right="mc_episode" why="calls discounted_returns of Exercise 1 and moves by a convex combination"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0
    if not episode.terminated:
        tail = values[episode.states[-1]]
    targets = discounted_returns(episode.rewards, gamma, tail)
    for t in range(len(targets)):
        s = episode.states[t]
        values[s] = (1 - step_size) * values[s] + step_size * targets[t]

# %% right="mc_episode" why="state by state in closed form: the k-th last visit keeps the weight (1 - alpha)^k"
def mc_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    g = np.empty(n + 1)
    g[n] = 0.0 if episode.terminated else values[episode.states[-1]]
    for t in reversed(range(n)):
        g[t] = episode.rewards[t] + gamma * g[t + 1]
    visited = np.array(episode.states[:n], dtype=np.int64)
    for state in set(visited.tolist()):
        targets = g[:n][visited == state]
        keep = (1.0 - step_size) ** np.arange(len(targets))[::-1]
        first = (1.0 - step_size) ** len(targets) * values[state]
        values[state] = first + step_size * (keep * targets).sum()

# %% wrong="mc_episode" why="adds the tail undiscounted to each return: gamma^(T-t) V(S_T)"
def mc_episode(values, episode, step_size, gamma):
    returns = discounted_returns(episode.rewards, gamma)
    if not episode.terminated:
        returns = returns + values[episode.states[-1]]
    for state, target in zip(episode.states, returns):
        values[state] += step_size * (target - values[state])

# %% wrong="mc_episode" why="appends the guess to the last reward in the episode itself: the episode of the caller is changed"
def mc_episode(values, episode, step_size, gamma):
    if not episode.terminated:
        episode.rewards[-1] += gamma * float(values[episode.states[-1]])
    for state, target in zip(
        episode.states, discounted_returns(episode.rewards, gamma)
    ):
        values[state] += step_size * (target - values[state])

# %% wrong="mc_episode" why="V(S_T) is read anew for each visit: as the estimate stands before this episode changes anything"
def mc_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    plain = discounted_returns(episode.rewards, gamma)
    for t, state in enumerate(episode.states[:n]):
        target = plain[t]
        if not episode.terminated:
            target += gamma ** (n - t) * values[episode.states[-1]]
        values[state] += step_size * (target - values[state])

# %% wrong="mc_episode" why="returns the values: nothing is returned"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    for state, target in zip(episode.states, returns):
        values[state] += step_size * (target - values[state])
    return values

# %% wrong="mc_episode" why="updates from the last visit to the first: take the visits in the order in which they happened"
def mc_episode(values, episode, step_size, gamma):
    g = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for t in reversed(range(len(episode.rewards))):
        g = episode.rewards[t] + gamma * g
        s = episode.states[t]
        values[s] += step_size * (g - values[s])

# %% wrong="mc_episode" why="one statement for all visits, so only the last of several visits counts: for each visit, in order"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    left = episode.states[:-1]
    values[left] += step_size * (returns - values[left])

# %% wrong="mc_episode" why="the steps shrink with gamma^t along the episode: V(S_t) moves by alpha [G_t - V(S_t)]"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    rate = step_size
    for state, target in zip(episode.states, returns):
        values[state] += rate * (target - values[state])
        rate *= gamma

# %% wrong="mc_episode" why="errors of all visits are taken against the old estimates and added up: each visit moves the estimate as it then stands"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    left = np.array(episode.states[:-1])
    np.add.at(values, left, step_size * (returns - values[left]))

# %% wrong="mc_episode" why="one more update for the state in which the episode ended, towards the tail: one update for each visit, and the end is none"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = [*discounted_returns(episode.rewards, gamma, tail), tail]
    for state, target in zip(episode.states, returns):
        values[state] += step_size * (target - values[state])

# %% right="td_episode" why="loop over the rewards, last step by index"
def td_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    """Apply one TD(0) update for each step of an episode, in order."""
    n_steps = len(episode.rewards)
    for t, reward in enumerate(episode.rewards):
        state, after = episode.states[t], episode.states[t + 1]
        target = reward
        if t + 1 < n_steps or not episode.terminated:
            target += gamma * values[after]
        values[state] += step_size * (target - values[state])

# %% right="td_episode" why="itertools.pairwise, with a list of factors that says where the story goes on"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    goes_on = [1.0] * n
    if episode.terminated and n:
        goes_on[-1] = 0.0
    steps = zip(itertools.pairwise(episode.states), episode.rewards, goes_on)
    for (now, then), reward, alive in steps:
        delta = reward + gamma * alive * values[then] - values[now]
        values[now] += step_size * delta

# %% right="td_episode" why="all steps but the last in the loop, the last one by itself; the values as a list for speed, written back at the end"
def td_episode(values, episode, step_size, gamma):
    if not episode.rewards:
        return
    v = values.tolist()
    *earlier, last = range(len(episode.rewards))
    for t in earlier:
        s, s2 = episode.states[t : t + 2]
        v[s] += step_size * (episode.rewards[t] + gamma * v[s2] - v[s])
    s = episode.states[last]
    beyond = 0.0 if episode.terminated else v[episode.states[-1]]
    v[s] += step_size * (episode.rewards[last] + gamma * beyond - v[s])
    values[:] = v

# %% wrong="td_episode" why="asks whether the next state is the last state: an episode can come through that state before, and there V(S') counts"
def td_episode(values, episode, step_size, gamma):
    for t, reward in enumerate(episode.rewards):
        state, after = episode.states[t], episode.states[t + 1]
        is_end = episode.terminated and after == episode.states[-1]
        target = reward + (0.0 if is_end else gamma * values[after])
        values[state] += step_size * (target - values[state])

# %% wrong="td_episode" why="bootstraps from a copy made before the episode: the estimates are the current ones"
def td_episode(values, episode, step_size, gamma):
    old, n = values.copy(), len(episode.rewards)
    for t, reward in enumerate(episode.rewards):
        state, after = episode.states[t], episode.states[t + 1]
        ends = episode.terminated and t + 1 == n
        target = reward + (0.0 if ends else gamma * old[after])
        values[state] += step_size * (target - values[state])

# %% wrong="td_episode" why="gamma is forgotten before V(S'): R + gamma V(S')"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, reward in enumerate(episode.rewards):
        state = episode.states[t]
        ahead = 0.0
        if t < n - 1 or not episode.terminated:
            ahead = values[episode.states[t + 1]]
        values[state] += step_size * (reward + ahead - values[state])

# %% wrong="td_episode" why="gamma^(t+1) in the place of gamma: R + gamma V(S')"
def td_episode(values, episode, step_size, gamma):
    n, discount = len(episode.rewards), 1.0
    for t, reward in enumerate(episode.rewards):
        state = episode.states[t]
        discount *= gamma
        ahead = 0.0
        if t < n - 1 or not episode.terminated:
            ahead = discount * values[episode.states[t + 1]]
        values[state] += step_size * (reward + ahead - values[state])

# %% wrong="td_episode" why="no bootstrap at the end of a cut-off episode either: V(S') is 0 for the last step of an episode that terminated, and only there"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, reward in enumerate(episode.rewards):
        state = episode.states[t]
        ahead = gamma * values[episode.states[t + 1]] if t < n - 1 else 0.0
        values[state] += step_size * (reward + ahead - values[state])

# %% wrong="td_episode" why="sets the estimate of the terminal state to 0 for good: only the states that were left change"
def td_episode(values, episode, step_size, gamma):
    if episode.terminated:
        values[episode.states[-1]] = 0.0
    for t, reward in enumerate(episode.rewards):
        state, after = episode.states[t], episode.states[t + 1]
        values[state] += step_size * (reward + gamma * values[after] - values[state])

# %% wrong="td_episode" why="puts the terminal value to 0 for the time of the episode and back afterwards: earlier steps into that state lose V(S'), and what they learned there is overwritten"
def td_episode(values, episode, step_size, gamma):
    last = episode.states[-1]
    kept = values[last]
    if episode.terminated:
        values[last] = 0.0
    for t, reward in enumerate(episode.rewards):
        state, after = episode.states[t], episode.states[t + 1]
        values[state] += step_size * (reward + gamma * values[after] - values[state])
    if episode.terminated:
        values[last] = kept

# %% wrong="td_episode" why="vectorised over the steps: of several visits only one counts, and estimates are not the current ones"
def td_episode(values, episode, step_size, gamma):
    now, after = np.array(episode.states[:-1]), np.array(episode.states[1:])
    ahead = values[after]
    if episode.terminated:
        ahead[-1] = 0.0
    delta = np.array(episode.rewards) + gamma * ahead - values[now]
    values[now] += step_size * delta

# %% wrong="td_episode" why="goes through the steps from the last to the first: in order"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t in reversed(range(n)):
        state, after = episode.states[t], episode.states[t + 1]
        ends = episode.terminated and t + 1 == n
        target = episode.rewards[t] + (0.0 if ends else gamma * values[after])
        values[state] += step_size * (target - values[state])

# %% wrong="td_episode" why="pops states and rewards off the episode while it reads them: the record of the caller is emptied"
def td_episode(values, episode, step_size, gamma):
    state = episode.states.pop(0)
    while episode.rewards:
        reward, after = episode.rewards.pop(0), episode.states.pop(0)
        ends = episode.terminated and not episode.rewards
        target = reward if ends else reward + gamma * values[after]
        values[state] += step_size * (target - values[state])
        state = after

# %% right="values_figure" why="subplots with sharey and squeeze=False, axhline in the line's colour, a legend in each panel"
def values_figure(
    histories: Mapping[str, NDArray[np.float64]],
    true_values: NDArray[np.float64],
    state_names: Sequence[str],
) -> Figure:
    """Draw how the estimate of each state develops, one panel for each method."""
    n = len(histories)
    figure, grid = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4))
    for axes, (method, history) in zip(grid[0], histories.items()):
        episodes = np.arange(len(history))
        for i, name in enumerate(state_names):
            (line,) = axes.plot(episodes, history[:, i], label=name)
            axes.axhline(
                true_values[i], color=line.get_color(), linestyle=":", linewidth=1
            )
        axes.set(title=method, xlabel="episodes", ylabel="estimated value")
        axes.legend()
    return figure

# %% right="values_figure" why="bare Figure, panels one above the other, limits set by hand, hlines in axis coordinates, one legend of the figure"
def values_figure(histories, true_values, state_names):
    tables = [np.asarray(h) for h in histories.values()]
    low = min(min(h.min() for h in tables), min(true_values))
    high = max(max(h.max() for h in tables), max(true_values))
    pad = 0.05 * (high - low) or 0.5
    cmap = plt.get_cmap("viridis", len(state_names))
    figure = Figure(figsize=(7, 3.2 * len(tables)), layout="constrained")
    for number, (method, h) in enumerate(histories.items()):
        ax = figure.add_subplot(len(tables), 1, number + 1)
        lines = [ax.plot(h[:, s], color=cmap(s))[0] for s in range(h.shape[1])]
        for s, truth in enumerate(true_values):
            ax.hlines(
                truth, 0, 1, colors=[cmap(s)], linestyles="dashed",
                transform=ax.get_yaxis_transform(),
            )
        ax.set_ylim(low - pad, high + pad)
        ax.set_title(f"Method: {method}")
        ax.set_xlabel("number of episodes")
        ax.set_ylabel("value")
    figure.legend(lines, list(state_names), loc="outside right center", title="state")
    return figure

# %% right="values_figure" why="plt.figure, add_subplot(sharey=first), the truth as a plotted line from edge to edge, legend in the last panel only"
def values_figure(histories, true_values, state_names):
    fig = plt.figure(figsize=(10, 4))
    first = None
    for k, method in enumerate(histories, start=1):
        values = histories[method]
        axes = fig.add_subplot(1, len(histories), k, sharey=first)
        first = first or axes
        x = range(values.shape[0])
        for state, (name, column, truth) in enumerate(
            zip(state_names, values.T, true_values)
        ):
            shade = plt.cm.plasma(0.85 * state / max(1, len(state_names) - 1))
            axes.plot(x, column, color=shade, ls="-", label=name)
            axes.plot([0, max(x)], [truth, truth], color=shade, ls="--", lw=0.8)
        axes.margins(x=0)
        axes.set_title(method)
        axes.set_xlabel("episode")
        axes.set_ylabel("value of the state")
    axes.legend(loc="best", fontsize=8)
    return fig

# %% wrong="values_figure" why="no squeeze=False: one method alone crashes, but one panel for each method"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, figsize=(9, 4))
    for axes, (method, history) in zip(panels, histories.items()):
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="limits of y are 0 to 1 whatever comes, so that estimates and truths beyond are not seen: one line for each state, its estimate against the number of episodes"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(1, n, squeeze=False, figsize=(4.5 * n, 4))
    for axes, (method, history) in zip(panels[0], histories.items()):
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value", ylim=(0, 1))
        axes.legend()
    return figure

# %% wrong="values_figure" why="a fixed list of three colours in zip drops the fourth and fifth state: one line for each state"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, (method, history) in zip(panels[0], histories.items()):
        for column, truth, name, colour in zip(
            history.T, true_values, state_names, ("tab:blue", "tab:red", "tab:green")
        ):
            axes.plot(range(len(column)), column, color=colour, label=name)
            axes.axhline(truth, color=colour, linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="the number of episodes begins at 1: begins at 0"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, (method, history) in zip(panels[0], histories.items()):
        episodes = np.arange(1, len(history) + 1)
        for i, name in enumerate(state_names):
            (line,) = axes.plot(episodes, history[:, i], label=name)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="legend(state_names) names the first lines drawn, which are estimate and truth by turns: a legend that names the states"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, (method, history) in zip(panels[0], histories.items()):
        for i in range(len(state_names)):
            (line,) = axes.plot(range(len(history)), history[:, i])
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.legend(state_names)
        axes.set(title=method, xlabel="episodes", ylabel="value")
    return figure

# %% wrong="values_figure" why="each panel has limits of its own: the same limits of the y axis in all panels"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(1, n, squeeze=False, figsize=(4.5 * n, 4))
    for axes, (method, history) in zip(panels[0], histories.items()):
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="methods in alphabetical order: one panel for each method, in order"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, method in zip(panels[0], sorted(histories)):
        history = histories[method]
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="the true values stand in the first panel only: in each panel, for each state a horizontal line at its true value"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, (method, history) in zip(panels[0], histories.items()):
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            panels[0][0].axhline(true_values[i], color=line.get_color(), linestyle=":")
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="the level lines end at episode 1, since hlines takes data and not shares of the width: across the panel"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(
        1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 4)
    )
    for axes, (method, history) in zip(panels[0], histories.items()):
        for i, name in enumerate(state_names):
            (line,) = axes.plot(range(len(history)), history[:, i], label=name)
            axes.hlines(true_values[i], 0, 1, colors=line.get_color())
        axes.set(title=method, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% right="rms_curves" why="three loops that fill an array"
def rms_curves(
    update: Callable[[NDArray[np.float64], Episode, float, float], None],
    runs: Sequence[Sequence[Episode]],
    step_sizes: Sequence[float] | NDArray[np.float64],
    true_values: NDArray[np.float64],
    initial_value: float,
    gamma: float,
) -> NDArray[np.float64]:
    """Return the RMS error before the first and after each episode."""
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), initial_value, dtype=np.float64)
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% right="rms_curves" why="nested comprehension with a helper that yields the history, norms at the end"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    n_states = len(true_values)

    def _history(run, step_size):
        values = np.zeros(n_states) + float(initial_value)
        yield values.copy()
        for episode in run:
            update(values, episode, step_size, gamma)
            yield values.copy()

    tables = np.array(
        [[list(_history(run, float(a))) for run in runs] for a in step_sizes]
    )  # [n_step_sizes, n_runs, n_episodes + 1, n_states]
    return np.linalg.norm(tables - true_values, axis=-1) / math.sqrt(n_states)

# %% right="rms_curves" why="itertools.product over step sizes and runs, lists and a reshape"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    def error_of(v):
        return math.sqrt(sum((a - b) ** 2 for a, b in zip(v, true_values)) / len(v))

    rows = []
    for alpha, run in itertools.product(step_sizes, runs):
        v = np.array([initial_value] * len(true_values), dtype=float)
        row = [error_of(v)]
        for episode in run:
            update(v, episode, alpha, gamma)
            row.append(error_of(v))
        rows.append(row)
    return np.asarray(rows, dtype=np.float64).reshape(len(step_sizes), len(runs), -1)

# %% wrong="rms_curves" why="np.full with an int as initial value makes an array of ints, in which small updates change nothing: errors of every initial value"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), initial_value)
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% wrong="rms_curves" why="estimates go on from run to run: for each step size and each run, begin with initial_value"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        values = np.full(len(true_values), float(initial_value))
        for j, run in enumerate(runs):
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% wrong="rms_curves" why="calls the update with a discount of 1.0, whatever gamma says: update(values, episode, step_size, gamma)"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma=1.0):
    errors = []
    for step_size in step_sizes:
        errors.append([])
        for run in runs:
            values = np.full(len(true_values), float(initial_value))
            row = [np.sqrt(((values - true_values) ** 2).mean())]
            for episode in run:
                update(values, episode, step_size, 1.0)
                row.append(np.sqrt(((values - true_values) ** 2).mean()))
            errors[-1].append(row)
    return np.array(errors)

# %% wrong="rms_curves" why="pops the episodes off the caller's runs, which are lists: arguments are not changed, and each step size sees all runs"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    n_episodes = len(runs[0])
    errors = np.empty((len(step_sizes), len(runs), n_episodes + 1))
    for j, run in enumerate(runs):
        tables = np.full((len(step_sizes), len(true_values)), float(initial_value))
        errors[:, j, 0] = np.sqrt(np.mean((tables - true_values) ** 2, axis=1))
        for k in range(1, n_episodes + 1):
            episode = run.pop(0)
            for i, step_size in enumerate(step_sizes):
                update(tables[i], episode, step_size, gamma)
            errors[:, j, k] = np.sqrt(np.mean((tables - true_values) ** 2, axis=1))
    return errors

# %% wrong="rms_curves" why="no entry for 0 episodes: the error before the first and after each episode"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.empty((len(step_sizes), len(runs), len(runs[0])))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            for k, episode in enumerate(run):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% wrong="rms_curves" why="averages the estimates over the runs before the root: the root is taken for each run on its own"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    table = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1, len(true_values)))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            table[i, j, 0] = values
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                table[i, j, k] = values
    mean = table.mean(axis=1, keepdims=True)
    errors = np.sqrt(((mean - true_values) ** 2).mean(axis=3))
    return np.repeat(errors, len(runs), axis=1)

# %% wrong="rms_curves" why="mean absolute error in the place of the root mean square"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.abs(values - true_values).mean()
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.abs(values - true_values).mean()
    return errors

# %% wrong="rms_curves" why="estimates are clipped to [0, 1] after each episode, as on the walk: the update alone changes them, and the error is that of V"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                np.clip(values, 0.0, 1.0, out=values)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% wrong="rms_curves" why="float32 table: errors, float64"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    shape = (len(step_sizes), len(runs), len(runs[0]) + 1)
    errors = np.zeros(shape, dtype=np.float32)
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% wrong="rms_curves" why="updates a table of true values: starts in the caller's array and overwrites it (arguments are not changed)"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    truth = true_values.copy()
    values = true_values
    errors = np.empty((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values[:] = initial_value
            errors[i, j, 0] = np.sqrt(np.mean((values - truth) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - truth) ** 2))
    return errors

# %% right="improved_policy" why="where with minus infinity, equality with the row's maximum, old rows by where"
def improved_policy(
    q: NDArray[np.float64], old_policy: NDArray[np.float64], tried: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the policy that is greedy with respect to estimated action values."""
    known = np.where(tried, q, -np.inf)
    best = tried & (known == known.max(axis=1, keepdims=True))
    n_best = best.sum(axis=1, keepdims=True)
    return np.where(n_best > 0, best / np.maximum(n_best, 1), old_policy)

# %% right="improved_policy" why="plain loop over the states and a list of the tried actions"
def improved_policy(q, old_policy, tried):
    policy = np.array(old_policy, dtype=np.float64)
    for state in range(len(q)):
        options = [a for a in range(q.shape[1]) if tried[state, a]]
        if not options:
            continue
        top = max(q[state, a] for a in options)
        winners = [a for a in options if q[state, a] == top]
        policy[state] = 0.0
        policy[state, winners] = 1.0 / len(winners)
    return policy

# %% right="improved_policy" why="masked array of NumPy, rows in a comprehension"
def improved_policy(q, old_policy, tried):
    masked = np.ma.masked_array(q, mask=~tried)

    def row(state):
        if not tried[state].any():
            return old_policy[state].astype(np.float64)
        is_best = (masked[state] == masked[state].max()).filled(False)
        return is_best / is_best.sum()

    return np.stack([row(state) for state in range(len(q))])

# %% wrong="improved_policy" why="isclose takes 0.5 and 0.500001 for equal: equal means equal"
def improved_policy(q, old_policy, tried):
    known = np.where(tried, q, -np.inf)
    best = tried & np.isclose(known, known.max(axis=1, keepdims=True))
    n_best = best.sum(axis=1, keepdims=True)
    return np.where(n_best > 0, best / np.maximum(n_best, 1), old_policy)

# %% wrong="improved_policy" why="writes minus infinity into the caller's q: q is not changed"
def improved_policy(q, old_policy, tried):
    q[~tried] = -np.inf
    best = tried & (q == q.max(axis=1, keepdims=True))
    n_best = best.sum(axis=1, keepdims=True)
    return np.where(n_best > 0, best / np.maximum(n_best, 1), old_policy)

# %% wrong="improved_policy" why="writes the new rows into old_policy and returns it: old_policy is not changed"
def improved_policy(q, old_policy, tried):
    policy = old_policy
    for state in np.flatnonzero(tried.any(axis=1)):
        values = np.where(tried[state], q[state], -np.inf)
        best = values == values.max()
        policy[state] = best / best.sum()
    return policy

# %% wrong="improved_policy" why="untried actions count as one less than the smallest number in the table, which is NaN where an untried entry is: what stands there means nothing"
def improved_policy(q, old_policy, tried):
    known = np.where(tried, q, q.min() - 1.0)
    best = known == known.max(axis=1, keepdims=True)
    greedy = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried.any(axis=1, keepdims=True), greedy, old_policy)

# %% wrong="improved_policy" why="untried actions count as -100, which beats tried actions that are worse: only tried actions compete"
def improved_policy(q, old_policy, tried):
    known = np.where(tried, q, -100.0)
    best = known == known.max(axis=1, keepdims=True)
    greedy = best / best.sum(axis=1, keepdims=True)
    return np.where(tried.any(axis=1, keepdims=True), greedy, old_policy)

# %% wrong="improved_policy" why="argmax gives the first of several best actions all of the probability: they share it equally"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    best = np.where(tried, q, -np.inf).argmax(axis=1)
    for state in range(len(q)):
        if tried[state].any():
            policy[state] = 0.0
            policy[state, best[state]] = 1.0
    return policy

# %% wrong="improved_policy" why="the maximum is taken over all actions (with nanmax), so an untried entry that is larger leaves a row of zeros: only tried actions compete"
def improved_policy(q, old_policy, tried):
    policy = old_policy.astype(np.float64)
    for state in np.flatnonzero(tried.any(axis=1)):
        top = np.nanmax(q[state])
        best = tried[state] & (q[state] == top)
        if best.any():
            policy[state] = best / best.sum()
    return policy

# %% wrong="improved_policy" why="NaN times False is NaN, so a row with an untried NaN falls back to the old policy: what stands there means nothing"
def improved_policy(q, old_policy, tried):
    shifted = (q - np.nanmin(q) + 1.0) * tried
    top = shifted.max(axis=1, keepdims=True)
    best = tried & (shifted == top)
    n_best = best.sum(axis=1, keepdims=True)
    return np.where(n_best > 0, best / np.maximum(n_best, 1), old_policy)

# %% wrong="improved_policy" why="a state keeps its old row as soon as one action was not tried: only in a state where nothing was tried"
def improved_policy(q, old_policy, tried):
    best = q == q.max(axis=1, keepdims=True)
    greedy = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried.all(axis=1, keepdims=True), greedy, old_policy)

# %% wrong="improved_policy" why="tied actions share in proportion to the old policy: equally"
def improved_policy(q, old_policy, tried):
    known = np.where(tried, q, -np.inf)
    best = tried & (known == known.max(axis=1, keepdims=True))
    weight = best * old_policy
    total = weight.sum(axis=1, keepdims=True)
    return np.where(total > 0, weight / np.where(total > 0, total, 1), old_policy)

# %% wrong="improved_policy" why="values are rounded to four decimals before ties are looked for: equal means equal"
def improved_policy(q, old_policy, tried):
    known = np.where(tried, np.round(q, 4), -np.inf)
    best = tried & (known == known.max(axis=1, keepdims=True))
    n_best = best.sum(axis=1, keepdims=True)
    return np.where(n_best > 0, best / np.maximum(n_best, 1), old_policy)

# %% right="evaluate_policy" why="record does the playing"
def evaluate_policy(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_episodes: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the mean undiscounted return of a policy and its standard error."""
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    returns = [sum(e.rewards) for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% right="evaluate_policy" why="own loop with drawer, a seed for the first reset only"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes <= 1:
        raise ValueError(f"{n_episodes} episodes have no standard error")
    seed = int(rng.integers(2**31 - 1))
    draw = drawer(policy, rng)
    returns = np.zeros(n_episodes)
    for i in range(n_episodes):
        state, _ = env.reset(seed=seed) if i == 0 else env.reset()
        done = False
        while not done:
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            returns[i] += reward
            done = terminated or truncated
    return returns.mean().item(), returns.std(ddof=1).item() / n_episodes**0.5

# %% right="evaluate_policy" why="rng.choice with the row of the state, running sums of returns by Welford, statistics at the end"
def evaluate_policy(env, policy, n_episodes, rng):
    if not n_episodes >= 2:
        raise ValueError(f"expected two episodes or more, got {n_episodes}")
    actions, mean, squares = np.arange(policy.shape[1]), 0.0, 0.0
    seeds = itertools.chain([int(rng.integers(0, 10**9))], itertools.repeat(None))
    for count, seed in zip(range(1, n_episodes + 1), seeds):
        state, total = int(env.reset(seed=seed)[0]), 0.0
        while True:
            action = int(rng.choice(actions, p=policy[state]))
            state, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            if terminated or truncated:
                break
        step = total - mean
        mean += step / count
        squares += step * (total - mean)
    variance = squares / (n_episodes - 1)
    return mean, math.sqrt(variance / n_episodes)

# %% wrong="evaluate_policy" why="takes the last reward for the return: mean undiscounted return, the sum of the rewards"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    returns = [e.rewards[-1] for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="stops an episode after 200 steps of its own accord: n_episodes whole episodes"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    draw, returns = drawer(policy, rng), []
    for i in range(n_episodes):
        seed = int(rng.integers(2**31)) if i == 0 else None
        state, total = int(env.reset(seed=seed)[0]), 0.0
        for _ in range(200):
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            if terminated or truncated:
                break
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="episodes that a step limit cut off are thrown away and played again: the mean over n_episodes whole episodes"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    draw, returns = drawer(policy, rng), []
    seed, tries = int(rng.integers(2**31)), 0
    while len(returns) < n_episodes and tries < 100 * n_episodes:
        state, total, done = int(env.reset(seed=seed)[0]), 0.0, False
        seed, tries = None, tries + 1
        while not done:
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            done = terminated or truncated
        if terminated:
            returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="actions come from a second generator that is seeded from rng: all randomness comes from rng, no generator of its own"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    seed = int(rng.integers(2**31))
    draw, returns = drawer(policy, np.random.default_rng(seed)), []
    for i in range(n_episodes):
        state, total, done = int(env.reset(seed=None if i else seed)[0]), 0.0, False
        while not done:
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="actions are drawn with Python's global random: all randomness comes from rng"
def evaluate_policy(env, policy, n_episodes, rng):
    import random

    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    actions, returns = range(policy.shape[1]), []
    for i in range(n_episodes):
        seed = int(rng.integers(2**31)) if i == 0 else None
        state, total, done = int(env.reset(seed=seed)[0]), 0.0, False
        while not done:
            action = random.choices(actions, weights=policy[int(state)])[0]
            state, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="a constant seed for the first reset: give env.reset a seed drawn from rng"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    draw, returns = drawer(policy, rng), []
    for i in range(n_episodes):
        state, total, done = int(env.reset(seed=0 if i == 0 else None)[0]), 0.0, False
        while not done:
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="np.std without ddof divides by n: the sample standard deviation divides by n - 1"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    returns = [sum(e.rewards) for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="refuses two episodes as well: fewer than two have no standard error"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes <= 2:
        raise ValueError(f"n_episodes is {n_episodes}, that is too few")
    returns = [sum(e.rewards) for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="a new seed from rng in every reset: and none after that"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    draw, returns = drawer(policy, rng), []
    for _ in range(n_episodes):
        seed = int(rng.integers(2**31))
        state, total, done = int(env.reset(seed=seed)[0]), 0.0, False
        while not done:
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="always takes the most probable action: follow the policy, which may be random"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    best, returns = policy.argmax(axis=1), []
    for i in range(n_episodes):
        seed = int(rng.integers(2**31)) if i == 0 else None
        state, total, done = int(env.reset(seed=seed)[0]), 0.0, False
        n_steps = 0
        while not done and n_steps < 1000:
            state, reward, terminated, truncated, _ = env.step(int(best[int(state)]))
            n_steps += 1
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="discounts with 0.99, as in the rest of the part: mean undiscounted return"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    returns = [
        sum(0.99**t * reward for t, reward in enumerate(e.rewards))
        for e in record(env, policy, n_episodes, rng)
    ]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="the error says that at least two are expected and not how many came"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError("too few episodes for a standard error")
    returns = [sum(e.rewards) for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% right="td_prediction" why="lists, step size n^-0.6, average of the second half by sums"
def td_prediction(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_steps: int,
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Estimate the value of each state by temporal-difference learning."""
    n_states = len(policy)
    draw = drawer(policy, rng)
    values, visits = [0.0] * n_states, [0] * n_states
    sums, counts = [0.0] * n_states, [0] * n_states
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        observation, reward, terminated, truncated, _ = env.step(draw(state))
        after = int(observation)
        target = float(reward) + (0.0 if terminated else gamma * values[after])
        visits[state] += 1
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if 2 * step >= n_steps:
            sums[state] += values[state]
            counts[state] += 1
        state = after
        if (terminated or truncated) and step + 1 < n_steps:
            state = int(env.reset()[0])
    return np.array(
        [s / c if c else v for s, c, v in zip(sums, counts, values)], dtype=np.float64
    )

# %% right="td_prediction" why="NumPy arrays, (10/(9+n))^0.6, running mean in the second half, outer loop over episodes"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, n_actions = policy.shape
    value = np.zeros(n_states)
    n_left = np.zeros(n_states, dtype=np.int64)
    mean, n_mean = np.zeros(n_states), np.zeros(n_states, dtype=np.int64)
    edges = policy.cumsum(axis=1)
    taken, seed = 0, int(rng.integers(2**31))
    while taken < n_steps:
        s, _ = env.reset(seed=seed)
        seed, over = None, False
        while not over and taken < n_steps:
            a = min(int(np.searchsorted(edges[s], rng.random(), side="right")), n_actions - 1)
            s2, r, terminated, truncated, _ = env.step(a)
            taken += 1
            n_left[s] += 1
            alpha = (10 / (9 + n_left[s])) ** 0.6
            value[s] += alpha * (r + gamma * (not terminated) * value[s2] - value[s])
            if taken > n_steps // 2:
                n_mean[s] += 1
                mean[s] += (value[s] - mean[s]) / n_mean[s]
            s, over = s2, terminated or truncated
    return np.where(n_mean > 0, mean, value)

# %% right="td_prediction" why="a small constant step size after a quick start, and nothing else"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    values = np.zeros(len(policy))
    visits = np.zeros(len(policy))
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        after = int(after)
        visits[state] += 1
        rate = max(0.02, 1 / visits[state] ** 0.6)
        target = reward if terminated else reward + gamma * values[after]
        values[state] += rate * (target - values[state])
        state = int(env.reset()[0]) if terminated or truncated else after
    return values

# %% right="td_prediction" why="least-squares TD: sums up one linear equation for each state on the way, and solves them at the end"
def td_prediction(env, policy, n_steps, gamma, rng):
    n = policy.shape[0]
    matrix, right = np.zeros((n, n)), np.zeros(n)
    draw, ended = drawer(policy, rng), False
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        if ended:
            state = int(env.reset()[0])
        observation, reward, terminated, truncated, _ = env.step(draw(state))
        following = int(observation)
        matrix[state, state] += 1.0
        if not terminated:
            matrix[state, following] -= gamma
        right[state] += reward
        state, ended = following, terminated or truncated
    never = ~matrix.any(axis=1)
    matrix[never, never] = 1.0
    return np.linalg.lstsq(matrix, right, rcond=None)[0]

# %% right="td_prediction" why="TD(lambda) with accumulating traces that are cleared after each episode, mean of the second half"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states = len(policy)
    values, visits, trace = (np.zeros(n_states) for _ in range(3))
    total, count = np.zeros(n_states), np.zeros(n_states)
    lam, draw = 0.5, drawer(policy, rng)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        after = int(after)
        visits[state] += 1
        trace *= gamma * lam
        trace[state] += 1
        delta = reward + (0 if terminated else gamma * values[after]) - values[state]
        rates = (10.0 / (9.0 + np.maximum(visits, 1.0))) ** 0.6
        values += 0.5 * rates * delta * trace
        if step >= n_steps // 2:
            total[state] += values[state]
            count[state] += 1
        state = after
        if terminated or truncated:
            trace[:] = 0
            if step < n_steps - 1:
                state = int(env.reset()[0])
    return np.divide(total, count, out=values.copy(), where=count > 0)

# %% wrong="td_prediction" why="bootstraps after terminated as well, which is right only where nothing terminates or a terminal state is worth 0: only terminated cuts the bootstrap"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + gamma * values[after]
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="a state that was left in the first half only gets 0 from the average: 0 only for states that were never left"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return sums / np.maximum(counts, 1)

# %% wrong="td_prediction" why="begins with 1 in every state: a state that was never left keeps the estimate 0"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.ones(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="truncated counts as an end: only terminated cuts the bootstrap"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        done = terminated or truncated
        visits[state] += 1
        target = reward + (0 if done else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if done else int(after)
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="the last episode is played to its end, so more than n_steps steps"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n, step, seed = len(policy), 0, int(rng.integers(2**31))
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    while step < n_steps:
        state, done = int(env.reset(seed=seed)[0]), False
        seed = None
        while not done:
            after, reward, terminated, truncated, _ = env.step(draw(state))
            step += 1
            visits[state] += 1
            target = reward + (0 if terminated else gamma * values[after])
            values[state] += visits[state] ** -0.6 * (target - values[state])
            if step > n_steps / 2:
                sums[state] += values[state]
                counts[state] += 1
            state, done = int(after), terminated or truncated
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="the seed of the first reset is constant and the actions alone come from rng: a seed drawn from rng goes to the first reset"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=42)[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="actions from a generator of its own that is spawned from a seed of rng: all randomness comes from rng, no generator of its own"
def td_prediction(env, policy, n_steps, gamma, rng):
    seed = int(rng.integers(2**31))
    draw = drawer(policy, np.random.default_rng(seed))
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=seed)[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="keeps the last state in hand after a reset: the first step is drawn and learned for the wrong state, and a terminal state that was never left gets an estimate (it keeps 0)"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(after)
        if terminated or truncated:
            env.reset()
    return np.where(counts > 0, sums / np.maximum(counts, 1), values)

# %% wrong="td_prediction" why="returns a list of floats: estimates, float64, shape [n_states]"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    n = len(policy)
    values, visits, sums, counts = [0.0] * n, [0] * n, [0.0] * n, [0] * n
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        visits[state] += 1
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += visits[state] ** -0.6 * (target - values[state])
        if step >= n_steps / 2:
            sums[state] += values[state]
            counts[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return [s / c if c else v for s, c, v in zip(sums, counts, values)]

# %% wrong="td_prediction" why="the step size 1/n is too fast for bootstrapping, on top of a count that all states share: the visits n of each state, mean absolute error at most 0.35"
def td_prediction(env, policy, n_steps, gamma, rng):
    draw = drawer(policy, rng)
    values = np.zeros(len(policy))
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        target = reward + (0 if terminated else gamma * values[after])
        values[state] += (target - values[state]) / (step + 1)
        state = int(env.reset()[0]) if terminated or truncated else int(after)
    return values

# %% right="lake_figure" why="plots.heatmap with set_clim on both images"
def lake_figure(
    estimate: NDArray[np.float64], exact: NDArray[np.float64], blank: NDArray[np.bool_]
) -> Figure:
    """Draw an estimated value function beside the exact one, in one colour scale."""
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    highest = np.nanmax(shown[1])
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = plots.heatmap(axes, table, value_format="{:.3f}")
        image.set_clim(0.0, highest)
        axes.set(title=title, xlabel="column", ylabel="row")
    worst = np.nanmax(np.abs(shown[0] - shown[1]))
    figure.suptitle(f"largest difference {worst:.3f}")
    return figure

# %% right="lake_figure" why="masked arrays and imshow with vmin and vmax, one colour bar for both panels, bare Figure"
def lake_figure(estimate, exact, blank):
    blank = np.asarray(blank, dtype=bool)
    left = np.ma.masked_array(estimate, mask=blank)
    right = np.ma.masked_array(exact, mask=blank)
    top = float(right.max())
    fig = Figure(figsize=(8, 3.6), layout="constrained")
    axs = fig.subplots(1, 2)
    for ax, data, name in ((axs[0], left, "The estimate"), (axs[1], right, "The exact values")):
        im = ax.imshow(data, vmin=0, vmax=top, cmap="cividis")
        ax.set_title(name)
        ax.set_xlabel("column of the lake")
        ax.set_ylabel("row of the lake")
        ax.grid(False)
    fig.colorbar(im, ax=list(axs), label="value")
    fig.suptitle("max |estimate - exact| = {:.3f}".format(np.abs(left - right).max()))
    return fig

# %% right="lake_figure" why="pcolormesh with the y axis turned round, a shared Normalize, a colour bar for each panel, boolean indexing for the numbers"
def lake_figure(estimate, exact, blank):
    from matplotlib.colors import Normalize

    seen = ~blank
    norm = Normalize(0.0, exact[seen].max())
    gap = np.abs(estimate[seen] - exact[seen]).max()
    figure = plt.figure(figsize=(9.5, 4))
    for place, (name, table) in enumerate({"Estimate": estimate, "Exact": exact}.items()):
        axes = figure.add_subplot(1, 2, place + 1)
        cells = table.astype(np.float64)
        cells[blank] = np.nan
        n_rows, n_columns = cells.shape
        mesh = axes.pcolormesh(
            np.arange(n_columns + 1) - 0.5, np.arange(n_rows + 1) - 0.5, cells, norm=norm
        )
        axes.invert_yaxis()
        axes.set(title=name, xlabel="column", ylabel="row")
        figure.colorbar(mesh, ax=axes)
    figure.suptitle(f"They differ by {gap:.3f} at most")
    return figure

# %% wrong="lake_figure" why="writes NaN into the caller's tables: estimate and exact are not changed"
def lake_figure(estimate, exact, blank):
    estimate[blank] = np.nan
    exact[blank] = np.nan
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(exact))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(estimate - exact)):.3f}")
    return figure

# %% wrong="lake_figure" why="the scale reaches to the largest exact value of all cells, also of blank ones: the largest exact value that is shown"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=exact.max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure

# %% wrong="lake_figure" why="largest signed difference exact - estimate: the largest absolute difference, also where the estimate is too high"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(shown[1]))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(shown[1] - shown[0]):.3f}")
    return figure

# %% wrong="lake_figure" why="difference of the largest values, not the largest difference in a cell"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(shown[1]))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    worst = abs(np.nanmax(shown[0]) - np.nanmax(shown[1]))
    figure.suptitle(f"largest difference {worst:.3f}")
    return figure

# %% wrong="lake_figure" why="a colour bar from 0 to 1 that belongs to neither picture: one colour scale for both, with a colour bar"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        axes.imshow(table, vmin=0, vmax=np.nanmax(shown[1]))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(), ax=panels, label="value")
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure

# %% wrong="lake_figure" why="two colour maps, so the same value has another colour on the right: one colour scale for both"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    looks = zip(panels, shown, ("estimate", "exact"), ("viridis", "magma"))
    for axes, table, title, cmap in looks:
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(shown[1]), cmap=cmap)
        axes.set(title=title, xlabel="column", ylabel="row")
        figure.colorbar(image, ax=axes)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure

# %% wrong="lake_figure" why="each panel has a scale of its own: one colour scale for both"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0)
        axes.set(title=title, xlabel="column", ylabel="row")
        figure.colorbar(image, ax=axes)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure

# %% wrong="lake_figure" why="the scale begins at the smallest value that is shown: from 0"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    limits = {"vmin": np.nanmin(shown[1]), "vmax": np.nanmax(shown[1])}
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, **limits)
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure

# %% wrong="lake_figure" why="rounded with round(x, 3), which prints 0.05: three decimals"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(shown[1]))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    worst = round(float(np.nanmax(np.abs(shown[0] - shown[1]))), 3)
    figure.suptitle(f"largest difference {worst}")
    return figure

# %% wrong="lake_figure" why="blank cells are drawn as 0: cells where blank is true stay empty"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, 0.0, table) for table in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("estimate", "exact")):
        image = axes.imshow(table, vmin=0, vmax=shown[1].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.abs(shown[0] - shown[1]).max():.3f}")
    return figure

# %% wrong="lake_figure" why="the exact values stand on the left: on the left the estimated value function"
def lake_figure(estimate, exact, blank):
    shown = [np.where(blank, np.nan, table) for table in (exact, estimate)]
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    for axes, table, title in zip(panels, shown, ("exact", "estimate")):
        image = axes.imshow(table, vmin=0, vmax=np.nanmax(shown[0]))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure
