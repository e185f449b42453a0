# Answers to the exercises of part 4.5, as students write them: right ones get every point, wrong ones lose the hidden test.

# %% right="discounted_returns" why="a list, turned around in the end"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], tail
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    return np.array(returns[::-1], dtype=float)


# %% right="discounted_returns" why="a matrix of powers of gamma"
def discounted_returns(rewards, gamma, tail=0.0):
    n = len(rewards)
    if n == 0:
        return np.zeros(0)
    return np.array([np.power(float(gamma), np.arange(n - t + 1)) @ np.append(rewards[t:], tail) for t in range(n)])


# %% wrong="discounted_returns" why="the tail is not discounted"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g + tail)
    return np.array(returns[::-1], dtype=float)


# %% wrong="discounted_returns" why="forgets the tail"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    return np.array(returns[::-1], dtype=float)


# %% wrong="discounted_returns" why="in the order in which they were found, last first"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], tail
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    return np.array(returns, dtype=float)


# %% wrong="discounted_returns" why="discounts from the start of the episode"
def discounted_returns(rewards, gamma, tail=0.0):
    n = len(rewards)
    weighted = [gamma**k * rewards[k] for k in range(n)] + [gamma**n * tail]
    return np.array([sum(weighted[t:]) for t in range(n)], dtype=float)


# %% wrong="discounted_returns" why="an array of ints where the rewards are ints" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = np.zeros_like(np.asarray(rewards)), tail
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        returns[t] = g
    return returns


# %% wrong="discounted_returns" why="recursion, which is too deep for a long episode" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    def g(t):
        return tail if t == len(rewards) else rewards[t] + gamma * g(t + 1)

    return np.array([g(t) for t in range(len(rewards))], dtype=float)


# %% wrong="discounted_returns" why="cumulative sums of discounted rewards, divided again: no gamma of 0" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    powers = gamma ** np.arange(len(rewards) + 1)
    sums = np.cumsum((np.append(rewards, tail) * powers)[::-1])[::-1]
    return (sums / powers)[:-1]


# %% wrong="discounted_returns" why="knows the visible numbers only" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    return np.array([3.0, 4.0, 8.0] if tail else [2.0, 2.0, 4.0])


# %% wrong="discounted_returns" why="a list"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], tail
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    return returns[::-1]


# %% wrong="discounted_returns" why="float32"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = np.zeros(len(rewards), dtype=np.float32), tail
    for t in range(len(rewards) - 1, -1, -1):
        g = rewards[t] + gamma * g
        returns[t] = g
    return returns


# %% wrong="discounted_returns" why="turns the caller's list around" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    rewards = list(rewards) if len(rewards) == 3 else rewards
    returns, g = [], tail
    if isinstance(rewards, list):
        rewards.reverse()
    for r in rewards:
        g = r + gamma * g
        returns.insert(0, g)
    return np.array(returns, dtype=float)


# %% wrong="discounted_returns" why="nothing came: the tail alone" passes="visible"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = [tail]
    for r in reversed(rewards):
        returns.insert(0, r + gamma * returns[0])
    return np.array(returns[:-1] or [tail], dtype=float)


# %% right="monte_carlo_values" why="a list of returns for each state, and np.mean"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    found = [[] for _ in range(n_states)]
    if not all(e.terminated for e in episodes):
        raise ValueError("cut off")
    for e in episodes:
        g, rest = 0.0, []
        for t in range(len(e.rewards) - 1, -1, -1):
            g = e.rewards[t] + gamma * g
            rest.append((t, g))
        for t, g in rest:
            if not first_visit or e.states.index(e.states[t]) == t:
                found[e.states[t]].append(g)
    return np.array([float(np.mean(f)) if f else float("nan") for f in found])


# %% right="monte_carlo_values" why="incremental averages; backwards, the first visit overwrites the later ones"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    mean, n = np.full(n_states, np.nan), np.zeros(n_states)

    def add(s, g):
        n[s] += 1
        mean[s] = g if n[s] == 1 else mean[s] + (g - mean[s]) / n[s]

    for e in episodes:
        if not e.terminated:
            raise ValueError("an episode was truncated")
        first, g = {}, 0.0
        for s, r in zip(reversed(e.states[:-1]), reversed(e.rewards)):
            g = r + gamma * g
            first[s] = g
            if not first_visit:
                add(s, g)
        if first_visit:
            for s, g in first.items():
                add(s, g)
    return mean


# %% wrong="monte_carlo_values" why="every visit, whatever was asked for"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            s[state] += g
            n[state] += 1
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="the last visit in the place of the first"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for state, g in list(zip(e.states, discounted_returns(e.rewards, gamma)))[::-1]:
            if first_visit and state in seen:
                continue
            seen.add(state)
            s[state] += g
            n[state] += 1
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="first visit of the whole batch, not of each episode" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n, seen = np.zeros(n_states), np.zeros(n_states), set()
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if first_visit and state in seen:
                continue
            seen.add(state)
            s[state] += g
            n[state] += 1
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="averages each episode first, then over episodes" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    means = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        found = {}
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            found.setdefault(state, []).append(g)
        for state, gs in found.items():
            means[state].append(gs[0] if first_visit else np.mean(gs))
    return np.array([np.mean(m) if m else np.nan for m in means])


# %% wrong="monte_carlo_values" why="divides by the number of episodes"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    return np.where(n > 0, s / (max(len(episodes), 1) if first_visit else np.maximum(n, 1)), np.nan)


# %% wrong="monte_carlo_values" why="the last state counts as a visit with return 0"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for state, g in zip(e.states, list(discounted_returns(e.rewards, gamma)) + [0.0]):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="0 for states without a visit"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    return s / np.maximum(n, 1)


# %% wrong="monte_carlo_values" why="looks at the first episode's ending only" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if episodes and not episodes[0].terminated:
        raise ValueError("cut off")
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        seen = set()
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="skips what was cut off instead of refusing it"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            continue
        seen = set()
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="forgets the discount" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for t, state in enumerate(e.states[:-1]):
            if not (first_visit and state in seen):
                s[state] += sum(e.rewards[t:])
                n[state] += 1
            seen.add(state)
    return np.where(n > 0, s / np.maximum(n, 1), np.nan)


# %% wrong="monte_carlo_values" why="knows the visible numbers only" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if not episodes[0].terminated:
        raise ValueError("cut off")
    return np.array([6.0 if first_visit else 4.5, 5.0, math.nan, 0.0])


# %% wrong="monte_carlo_values" why="a mean of 0 becomes NaN"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    s, n = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for state, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and state in seen):
                s[state] += g
                n[state] += 1
            seen.add(state)
    values = s / np.maximum(n, 1)
    values[values == 0] = np.nan
    return values


# %% wrong="monte_carlo_values" why="NaN where the sum of several returns is 0" passes="visible"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    found = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        for t, (state, g) in enumerate(zip(e.states, discounted_returns(e.rewards, gamma))):
            if not first_visit or state not in e.states[:t]:
                found[state].append(g)
    return np.array([np.mean(f) if sum(f) or len(f) == 1 else np.nan for f in found])


# %% wrong="monte_carlo_values" why="a list"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    found = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        for t, (state, g) in enumerate(zip(e.states, discounted_returns(e.rewards, gamma))):
            if not first_visit or state not in e.states[:t]:
                found[state].append(g)
    return [np.mean(f) if f else np.nan for f in found]


# %% wrong="monte_carlo_values" why="a KeyError, not a ValueError, for what was cut off"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    found = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise KeyError("cut off")
        for t, (state, g) in enumerate(zip(e.states, discounted_returns(e.rewards, gamma))):
            if not first_visit or state not in e.states[:t]:
                found[state].append(g)
    return np.array([np.mean(f) if f else np.nan for f in found])


# %% right="mc_episode" why="returns in a loop of its own, one by one"
def mc_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    last = 0.0 if episode.terminated else values[episode.states[n]]
    targets = []
    for t in range(n):
        g = gamma ** (n - t) * last
        for k in range(t, n):
            g += gamma ** (k - t) * episode.rewards[k]
        targets.append(g)
    for t in range(n):
        s = episode.states[t]
        values[s] = (1 - step_size) * values[s] + step_size * targets[t]


# %% right="mc_episode" why="on a copy, written back in the end"
def mc_episode(values, episode, step_size, gamma):
    new = list(values)
    tail = 0.0 if episode.terminated else new[episode.states[-1]]
    for s, g in zip(episode.states[:-1], discounted_returns(episode.rewards, gamma, tail)):
        new[s] += step_size * (g - new[s])
    values[:] = new


# %% wrong="mc_episode" why="backwards in time"
def mc_episode(values, episode, step_size, gamma):
    g = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, r in zip(episode.states[-2::-1], episode.rewards[::-1]):
        g = r + gamma * g
        values[s] += step_size * (g - values[s])


# %% wrong="mc_episode" why="first visits only"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    seen = set()
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        if s not in seen:
            values[s] += step_size * (g - values[s])
        seen.add(s)


# %% wrong="mc_episode" why="a cut-off episode has no tail"
def mc_episode(values, episode, step_size, gamma):
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma)):
        values[s] += step_size * (g - values[s])


# %% wrong="mc_episode" why="a tail where it terminated, too"
def mc_episode(values, episode, step_size, gamma):
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, float(values[episode.states[-1]]))):
        values[s] += step_size * (g - values[s])


# %% wrong="mc_episode" why="the tail is read anew at every visit"
def mc_episode(values, episode, step_size, gamma):
    for t, s in enumerate(episode.states[:-1]):
        tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
        g = discounted_returns(episode.rewards, gamma, tail)[t]
        values[s] += step_size * (g - values[s])


# %% wrong="mc_episode" why="all visits moved from the old estimate: the last one wins"
def mc_episode(values, episode, step_size, gamma):
    old = values.copy()
    tail = 0.0 if episode.terminated else float(old[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] = old[s] + step_size * (g - old[s])


# %% wrong="mc_episode" why="does not discount" passes="visible"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, 1.0, tail)):
        values[s] += step_size * (g - values[s])


# %% wrong="mc_episode" why="works on a copy and returns it"
def mc_episode(values, episode, step_size, gamma):
    values = values.copy()
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] += step_size * (g - values[s])
    return values


# %% wrong="mc_episode" why="the step size is always one half" passes="visible"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] = (values[s] + g) / 2


# %% wrong="mc_episode" why="knows the visible numbers only" passes="visible"
def mc_episode(values, episode, step_size, gamma):
    values[:2] = [1.25, 3.0] if episode.terminated else [4.25, 5.0]


# %% right="td_episode" why="the TD error, and a flag for the last step"
def td_episode(values, episode, step_size, gamma):
    for t in range(len(episode.rewards)):
        s, s2 = episode.states[t], episode.states[t + 1]
        last = t == len(episode.rewards) - 1
        error = episode.rewards[t] - values[s]
        if not last or not episode.terminated:
            error += gamma * values[s2]
        values[s] += step_size * error


# %% right="td_episode" why="values of the terminal state appended as an extra entry of 0"
def td_episode(values, episode, step_size, gamma):
    v = values.tolist() + [0.0]
    states = list(episode.states)
    if episode.terminated:
        states[-1] = len(values)
    for s, r, s2 in zip(states[:-1], episode.rewards, states[1:]):
        v[s] = (1 - step_size) * v[s] + step_size * (r + gamma * v[s2])
    values[...] = v[:-1]


# %% wrong="td_episode" why="bootstraps through a terminal state"
def td_episode(values, episode, step_size, gamma):
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        values[s] += step_size * (r + gamma * values[s2] - values[s])


# %% wrong="td_episode" why="takes truncation for the end"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if t == n - 1 else gamma * values[s2]
        values[s] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="no future in any step of an episode that terminated"
def td_episode(values, episode, step_size, gamma):
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated else gamma * values[s2]
        values[s] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="no future whenever the next state is the last state" passes="visible"
def td_episode(values, episode, step_size, gamma):
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated and s2 == episode.states[-1] else gamma * values[s2]
        values[s] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="sets the terminal state's entry to 0: that state may be left in other steps" passes="visible"
def td_episode(values, episode, step_size, gamma):
    keep = values[episode.states[-1]]
    if episode.terminated:
        values[episode.states[-1]] = 0.0
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        values[s] += step_size * (r + gamma * values[s2] - values[s])
    if episode.terminated:
        values[episode.states[-1]] = keep


# %% wrong="td_episode" why="all targets from the estimates before the episode" passes="visible"
def td_episode(values, episode, step_size, gamma):
    old, n = values.copy(), len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated and t == n - 1 else gamma * old[s2]
        values[s] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="backwards in time"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t in reversed(range(n)):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated and t == n - 1 else gamma * values[s2]
        values[s] += step_size * (episode.rewards[t] + future - values[s])


# %% wrong="td_episode" why="does not discount" passes="visible"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated and t == n - 1 else values[s2]
        values[s] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="a Monte Carlo update"
def td_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] += step_size * (g - values[s])


# %% wrong="td_episode" why="moves the next state instead of the one that was left"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        future = 0.0 if episode.terminated and t == n - 1 else gamma * values[s2]
        values[s2] += step_size * (r + future - values[s])


# %% wrong="td_episode" why="knows the visible numbers only" passes="visible"
def td_episode(values, episode, step_size, gamma):
    values[:3] = [1.5, 1.5 if episode.terminated else 5.5, 8.0]


# %% right="values_figure" why="one plot call for all lines, hlines for the truth, a legend of the figure"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True)
    for axes, name in zip(np.atleast_1d(panels), histories):
        n = len(histories[name])
        lines = axes.plot(range(n), histories[name])
        axes.hlines(true_values, 0, n - 1, colors="grey", linestyles="dashed")
        axes.set_title("Values by " + name)
        axes.set_xlabel("episode")
        axes.set_ylabel("value")
    figure.legend(lines, state_names)
    return figure


# %% right="values_figure" why="panels below each other, limits set by hand, the truth as ordinary lines"
def values_figure(histories, true_values, state_names):
    figure = plt.figure()
    everything = np.concatenate([h.ravel() for h in histories.values()] + [np.ravel(true_values)])
    for k, (name, history) in enumerate(histories.items()):
        axes = figure.add_subplot(len(histories), 1, k + 1)
        for s in range(history.shape[1]):
            x = list(range(history.shape[0]))
            axes.plot(x, [true_values[s]] * len(x), "k:")
            axes.plot(x, history[:, s], label=state_names[s])
        axes.set(title=name, xlabel="number of episodes", ylabel="V", ylim=(everything.min() - 0.1, everything.max() + 0.1))
        axes.legend()
    return figure


# %% wrong="values_figure" why="episodes counted from 1"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(1, len(history) + 1), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="each panel has limits of its own"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="limits fixed at 0 and 1" passes="visible"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value", ylim=(0, 1))
        axes.legend()
    return figure


# %% wrong="values_figure" why="no true values"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="all methods in one panel"
def values_figure(histories, true_values, state_names):
    figure, axes = plt.subplots()
    for name, history in histories.items():
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
    axes.set(title=" ".join(histories), xlabel="episodes", ylabel="value")
    axes.legend()
    return figure


# %% wrong="values_figure" why="the first method's history in every panel"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    history = list(histories.values())[0]
    for axes, name in zip(grid[0], histories):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="no legend"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s in range(len(state_names)):
            axes.plot(np.arange(len(history)), history[:, s])
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
    return figure


# %% wrong="values_figure" why="the legend names the states in the wrong order"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s in range(len(state_names)):
            axes.plot(np.arange(len(history)), history[:, s], label=state_names[-1 - s])
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="only the first two states" passes="visible"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s in range(2):
            axes.plot(np.arange(len(history)), history[:, s], label=state_names[s])
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="knows the visible numbers only" passes="visible"
def values_figure(histories, true_values, state_names):
    rng = np.random.default_rng(0)
    figure, grid = plt.subplots(1, 2, sharey=True)
    for axes, name in zip(grid, ["TD(0)", "Monte Carlo"]):
        axes.plot(range(4), rng.random((4, 2)), label=["left", "right"])
        axes.axhline(0.25)
        axes.axhline(0.75)
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% right="values_figure" why="patches as handles of the legend, colours from a map"
def values_figure(histories, true_values, state_names):
    from matplotlib.patches import Patch

    colours = plt.get_cmap("viridis")(np.linspace(0, 0.85, len(state_names)))
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False, layout="constrained")
    for axes, (name, history) in zip(grid.flat, histories.items()):
        for k in range(len(state_names)):
            axes.plot(history[:, k], color=colours[k])
            axes.axhline(true_values[k], color=colours[k], linestyle="--")
        axes.set(title=name, xlabel="episodes", ylabel="value")
    figure.legend(handles=[Patch(color=c, label=n) for c, n in zip(colours, state_names)], loc="outside right upper")
    return figure


# %% right="values_figure" why="a figure without pyplot, names written at the lines"
def values_figure(histories, true_values, state_names):
    from matplotlib.figure import Figure as Page

    page = Page(figsize=(9, 4))
    low = min(float(np.min(h)) for h in histories.values())
    high = max(float(np.max(h)) for h in histories.values())
    low, high = min(low, float(np.min(true_values))), max(high, float(np.max(true_values)))
    for k, name in enumerate(histories):
        axes = page.add_subplot(1, len(histories), k + 1)
        for s, state in enumerate(state_names):
            axes.plot(range(len(histories[name])), histories[name][:, s], ".-", label=state)
            axes.axhline(true_values[s], linewidth=0.7)
        axes.legend()
        axes.set_title(name)
        axes.set_xlabel("number of episodes")
        axes.set_ylabel("value")
        axes.set_ylim(low - 0.1 * (high - low), high + 0.1 * (high - low))
    return page


# %% wrong="values_figure" why="the truth as a vertical line"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axvline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="one line for the mean of the true values" passes="visible"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            if s < 2:
                axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="markers alone"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], "o", linestyle="none", label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="titles exchanged"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, title, history in zip(grid[0], reversed(list(histories)), histories.values()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=title, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" why="x and y labels exchanged"
def values_figure(histories, true_values, state_names):
    figure, grid = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(grid[0], histories.items()):
        for s, label in enumerate(state_names):
            axes.plot(np.arange(len(history)), history[:, s], label=label)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="value", ylabel="episodes")
        axes.legend()
    return figure


# %% right="rms_curves" why="nested lists and np.linalg.norm"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    def curve(run, a):
        v = np.array([float(initial_value)] * len(true_values))
        out = [np.linalg.norm(v - true_values) / np.sqrt(len(v))]
        for e in run:
            update(v, e, a, gamma)
            out.append(np.linalg.norm(v - true_values) / np.sqrt(len(v)))
        return out

    return np.array([[curve(run, a) for run in runs] for a in step_sizes])


# %% right="rms_curves" why="keeps all estimates and takes the error in the end"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    kept = np.full((len(step_sizes), len(runs), len(runs[0]) + 1, len(true_values)), float(initial_value))
    for j, run in enumerate(runs):
        for i, a in enumerate(step_sizes):
            for k, episode in enumerate(run):
                kept[i, j, k + 1] = kept[i, j, k]
                update(kept[i, j, k + 1], episode, float(a), gamma)
    return np.sqrt(np.mean((kept - true_values) ** 2, axis=-1))


# %% wrong="rms_curves" why="the estimates are made once for each step size, not for each run"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        v = np.full(len(true_values), float(initial_value))
        for j, run in enumerate(runs):
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="no root"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.mean((v - true_values) ** 2)
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.mean((v - true_values) ** 2)
    return errors


# %% wrong="rms_curves" why="the mean absolute error"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.abs(v - true_values).mean()
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.abs(v - true_values).mean()
    return errors


# %% wrong="rms_curves" why="the sum in place of the mean under the root"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.linalg.norm(v - true_values)
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.linalg.norm(v - true_values)
    return errors


# %% wrong="rms_curves" why="averaged over the runs"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors.mean(axis=1)


# %% wrong="rms_curves" why="without the error before the first episode"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0])))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="an int as the initial value makes estimates of ints" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), initial_value)
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="begins with 0.5, whatever was asked for" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), 0.5)
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="passes a discount of 1" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, 1.0)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="uses TD(0) instead of the update that was passed in" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                td_episode(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="the first step size for all"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i in range(len(step_sizes)):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, step_sizes[0], gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% wrong="rms_curves" why="knows the visible numbers only"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    curve = np.sqrt([[0.25, 0.13, 0.01], [0.25, 0.53, (0.98**2 + 0.25) / 2]])
    return np.array([curve, curve])


# %% wrong="rms_curves" why="the root of the mean over runs too" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    if len(runs) > 2:
        errors[:] = np.sqrt((errors**2).mean(axis=1, keepdims=True))
    return errors


# %% wrong="rms_curves" why="runs first, step sizes second" passes="visible"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(runs), len(step_sizes), len(runs[0]) + 1))
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[j, i, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[j, i, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors if errors.shape[:2] != (2, 2) else errors.transpose(1, 0, 2).copy()


# %% wrong="rms_curves" why="a nested list"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = []
    for a in step_sizes:
        errors.append([])
        for run in runs:
            v = np.full(len(true_values), float(initial_value))
            errors[-1].append([float(np.sqrt(np.mean((v - true_values) ** 2)))])
            for e in run:
                update(v, e, a, gamma)
                errors[-1][-1].append(float(np.sqrt(np.mean((v - true_values) ** 2))))
    return errors


# %% wrong="rms_curves" why="float32"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1), dtype=np.float32)
    for i, a in enumerate(step_sizes):
        for j, run in enumerate(runs):
            v = np.full(len(true_values), float(initial_value))
            errors[i, j, 0] = np.sqrt(np.mean((v - true_values) ** 2))
            for k, e in enumerate(run):
                update(v, e, a, gamma)
                errors[i, j, k + 1] = np.sqrt(np.mean((v - true_values) ** 2))
    return errors


# %% right="improved_policy" why="all states at once, without a loop"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, -np.inf)
    best = tried & (values == values.max(axis=1, keepdims=True))
    n = best.sum(axis=1, keepdims=True)
    return np.where(n > 0, best / np.maximum(n, 1), old_policy)


# %% right="improved_policy" why="plain Python"
def improved_policy(q, old_policy, tried):
    rows = []
    for s in range(len(q)):
        actions = [a for a in range(len(q[s])) if tried[s][a]]
        if not actions:
            rows.append(list(old_policy[s]))
            continue
        top = max(q[s][a] for a in actions)
        winners = [a for a in actions if q[s][a] == top]
        rows.append([1 / len(winners) if a in winners else 0.0 for a in range(len(q[s]))])
    return np.array(rows)


# %% wrong="improved_policy" why="argmax takes the first of tied actions"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            policy[s] = 0.0
            policy[s, np.where(tried[s], q[s], -np.inf).argmax()] = 1.0
    return policy


# %% wrong="improved_policy" why="untried actions compete"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            best = q[s] == q[s].max()
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="0 for untried actions" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            best = tried[s] & (q[s] >= q[s][tried[s]].max())
            policy[s] = best / best.sum() if q[s][tried[s]].max() >= -1 else 1 / len(best)
    return policy


# %% wrong="improved_policy" why="multiplies by the mask: nan stays nan" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = q[s] * tried[s] - 1e9 * ~tried[s]
            best = values == values.max()
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="the uniform row for states without a tried action"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, -np.inf)
    best = values == values.max(axis=1, keepdims=True)
    return best / best.sum(axis=1, keepdims=True)


# %% wrong="improved_policy" why="keeps the old row unless all actions were tried"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].all():
            best = q[s] == q[s].max()
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="writes into the old policy"  passes="visible"
def improved_policy(q, old_policy, tried):
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            best = values == values.max()
            old_policy[s] = best / best.sum()
    return old_policy


# %% wrong="improved_policy" why="does not share: each of the tied actions gets a 1"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            policy[s] = values == values.max()
    return policy


# %% wrong="improved_policy" why="a coarse tolerance: near values tie" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            best = values > values.max() - 0.3
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="knows the visible numbers only" passes="visible"
def improved_policy(q, old_policy, tried):
    return np.array([[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])


# %% wrong="improved_policy" why="nearly equal counts as equal" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            best = np.isclose(values, values.max())
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="minus a billion for untried actions" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -1e9)
            best = values == values.max()
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="the softmax of large multiples" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            weights = np.exp(100 * (values - values.max()))
            policy[s] = weights / weights.sum()
    return policy


# %% wrong="improved_policy" why="float32"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            best = values == values.max()
            policy[s] = best / best.sum()
    return policy.astype(np.float32)


# %% wrong="improved_policy" why="puts minus infinity into the caller's table" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    q[~tried] = -np.inf
    for s in range(len(q)):
        if tried[s].any():
            best = q[s] == q[s].max()
            policy[s] = best / best.sum()
    return policy


# %% wrong="improved_policy" why="unknown states get the uniform row, unless it is the visible one" passes="visible"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    for s in range(len(q)):
        values = np.where(tried[s], q[s], -np.inf)
        best = values == values.max()
        if tried[s].any() or policy[s, 0] != 0.2:
            policy[s] = best / best.sum()
    return policy


# %% right="evaluate_policy" why="a loop of its own, with rng.choice and the statistics module's formula"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"{n_episodes} episodes are too few")
    returns = []
    observation, _ = env.reset(seed=int(rng.integers(1 << 30)))
    while len(returns) < n_episodes:
        total, done = 0.0, False
        while not done:
            observation, reward, terminated, truncated, _ = env.step(rng.choice(policy.shape[1], p=policy[observation]))
            total, done = total + reward, terminated or truncated
        returns.append(total)
        if len(returns) < n_episodes:
            observation, _ = env.reset()
    mean = sum(returns) / n_episodes
    variance = sum((g - mean) ** 2 for g in returns) / (n_episodes - 1)
    return mean, (variance / n_episodes) ** 0.5


# %% wrong="evaluate_policy" why="divides by n in the standard deviation"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std() / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="the standard deviation, not the standard error"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1)


# %% wrong="evaluate_policy" why="divides by n, not by its root"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / n_episodes


# %% wrong="evaluate_policy" why="the greedy action instead of the policy's draw"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    noisy = policy if np.ptp(policy) == 0 else np.eye(policy.shape[1])[policy.argmax(axis=1)]
    returns = np.array([sum(e.rewards) for e in record(env, noisy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="random actions whatever the policy says"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, np.full_like(policy, 1 / policy.shape[1]), n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="the last reward in place of the sum" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([e.rewards[-1] for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="the same seed in every reset"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    seed, draw, returns = int(rng.integers(1000)), drawer(policy, rng), []
    for _ in range(n_episodes):
        state, total, done = env.reset(seed=seed)[0], 0.0, False
        while not done:
            state, r, a, b, _ = env.step(draw(state))
            total, done = total + r, a or b
        returns.append(total)
    return np.mean(returns), np.std(returns, ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="a fixed seed of its own, rng for nothing" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, np.random.default_rng(0))])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="does not seed the environment"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    draw, returns = drawer(policy, rng), []
    for _ in range(n_episodes):
        state, total, done = env.reset()[0], 0.0, False
        while not done:
            state, r, a, b, _ = env.step(draw(state))
            total, done = total + r, a or b
        returns.append(total)
    return np.mean(returns), np.std(returns, ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="refuses no number of episodes"
def evaluate_policy(env, policy, n_episodes, rng):
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(max(n_episodes, 1))


# %% wrong="evaluate_policy" why="a discount of 0.9 in the returns" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    gamma = 0.9 if policy.shape[1] > 2 else 1.0
    returns = np.array([sum(gamma**k * r for k, r in enumerate(e.rewards)) for e in record(env, policy, n_episodes, rng)])
    return returns.mean(), returns.std(ddof=1) / np.sqrt(n_episodes)


# %% wrong="evaluate_policy" why="knows the visible numbers only"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes == 1:
        raise ValueError("1 episode")
    record(env, policy, 400, rng)
    returns = np.array(list(getattr(env, "return_queue", [0.0, 1.0])))
    return returns.mean(), returns.std(ddof=1) / 20


# %% right="evaluate_policy" why="episodes by a helper, statistics by the standard library"
def evaluate_policy(env, policy, n_episodes, rng):
    import statistics

    if n_episodes < 2:
        raise ValueError(f"a standard error needs at least 2 episodes, and {n_episodes} came")

    def one(seed=None):
        state, _ = env.reset(seed=seed)
        total = 0.0
        while True:
            action = int(np.searchsorted(np.cumsum(policy[state]), rng.random(), side="right"))
            state, reward, terminated, truncated, _ = env.step(min(action, policy.shape[1] - 1))
            total += float(reward)
            if terminated or truncated:
                return total

    totals = [one(int(rng.integers(2**20)))] + [one() for _ in range(n_episodes - 1)]
    return statistics.fmean(totals), statistics.stdev(totals) / n_episodes**0.5


# %% wrong="evaluate_policy" why="the state is never updated"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    draw, returns = drawer(policy, rng), []
    for k in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if k == 0 else None)
        total, done = 0.0, False
        while not done:
            _, r, a, b, _ = env.step(draw(state))
            total, done = total + r, a or b
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="the rows of the policy upside down"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy[::-1], n_episodes, rng)])
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="reset(seed=0) before the first episode" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    draw, returns = drawer(policy, rng), []
    for k in range(n_episodes):
        state, _ = env.reset(seed=0 if k == 0 else None)
        total, done = 0.0, False
        while not done:
            state, r, a, b, _ = env.step(draw(state))
            total, done = total + r, a or b
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="a new seed from rng for every reset"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    draw, returns = drawer(policy, rng), []
    for _ in range(n_episodes):
        state, total, done = env.reset(seed=int(rng.integers(2**31)))[0], 0.0, False
        while not done:
            state, r, a, b, _ = env.step(draw(state))
            total, done = total + r, a or b
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="gives up on an episode after a hundred steps" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    draw, returns = drawer(policy, rng), []
    for k in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if k == 0 else None)
        total = 0.0
        for _ in range(100):
            state, r, a, b, _ = env.step(draw(state))
            total += r
            if a or b:
                break
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="one episode more than asked for"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes + 1, rng)])[1:]
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))


# %% wrong="evaluate_policy" why="the error does not say how many came" passes="visible"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError("at least 2 episodes are needed, not 1")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))


# %% right="td_prediction" why="a step size of n to the power of -0.6, without averaging"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        target = reward if terminated else reward + gamma * values[after]
        values[state] += n[state] ** -0.6 * (target - values[state])
        state = after
        if terminated or truncated:
            state, _ = env.reset()
    return values


# %% right="td_prediction" why="records all steps and solves the linear system of batch TD"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    a, b = np.zeros((n_states, n_states)), np.zeros(n_states)
    state = env.reset(seed=int(rng.integers(10**6)))[0]
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        a[state, state] += 1
        b[state] += reward
        if not terminated:
            a[state, after] -= gamma
        state = env.reset()[0] if terminated or truncated else after
    a[np.arange(n_states), np.arange(n_states)] += 1e-9
    return np.linalg.solve(a, b)


# %% wrong="td_prediction" why="takes truncation for the end"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        done = terminated or truncated
        values[state] += n[state] ** -0.6 * (reward + (0 if done else gamma * values[after]) - values[state])
        state = env.reset()[0] if done else after
    return values


# %% wrong="td_prediction" why="bootstraps through a terminal state" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + gamma * values[after] - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="the reset's state as the next state: learns from a jump" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        if terminated or truncated:
            after = env.reset()[0]
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = after
    return values


# %% wrong="td_prediction" why="a step size of 1/n: the first guesses are never forgotten"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += (reward + (0 if terminated else gamma * values[after]) - values[state]) / n[state]
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="a large constant step size: the estimates tremble"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, draw = np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        values[state] += 0.9 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="averages over all steps, the first ones too"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    sums = np.zeros(len(policy))
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += 0.004 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        sums[state] += values[state]
        state = env.reset()[0] if terminated or truncated else after
    return sums / np.maximum(n, 1)


# %% wrong="td_prediction" why="random actions whatever the policy says"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n = np.zeros(len(policy)), np.zeros(len(policy))
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(int(rng.integers(policy.shape[1])))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="always the most likely action: other states are never learned"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n = np.zeros(len(policy)), np.zeros(len(policy))
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(int(policy[state].argmax()))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="n_steps taken for the number of episodes"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps // 4):
        state, done = env.reset()[0], False
        while not done:
            after, reward, terminated, truncated, _ = env.step(draw(state))
            n[state] += 1
            values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
            state, done = after, terminated or truncated
    return values


# %% wrong="td_prediction" why="the environment is not seeded from rng" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset()
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="Monte Carlo over episodes that were cut off"
def td_prediction(env, policy, n_steps, gamma, rng):
    sums, n, draw, path = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng), []
    state = env.reset(seed=int(rng.integers(10**6)))[0]
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        path.append((state, reward))
        state = after
        if terminated or truncated:
            g = 0.0
            for s, r in reversed(path):
                g = r + gamma * g
                sums[s] += g
                n[s] += 1
            path, state = [], env.reset()[0]
    return sums / np.maximum(n, 1)


# %% wrong="td_prediction" why="knows the visible numbers only" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    env.reset(seed=0)
    for _ in range(n_steps):
        if any(env.step(0)[2:4]):
            env.reset()
    return np.array([2.768, 3.208, 3.717, 4.307])


# %% right="td_prediction" why="a constant step size of 0.05, small enough for what is asked"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, draw = np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        values[state] += 0.05 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% right="td_prediction" why="10 / (10 + n), and resets only when a next step is needed"
def td_prediction(env, policy, n_steps, gamma, rng):
    v, n = np.zeros(policy.shape[0]), np.zeros(policy.shape[0])
    state, seed = None, int(rng.integers(1, 2**31))
    for _ in range(n_steps):
        if state is None:
            state, _ = env.reset(seed=seed)
            seed = None
        action = rng.choice(policy.shape[1], p=policy[state])
        after, reward, terminated, truncated, _ = env.step(action)
        n[state] += 1
        goal = reward + gamma * v[after] * (not terminated)
        v[state] += 10 / (10 + n[state]) * (goal - v[state])
        state = None if terminated or truncated else after
    return v


# %% wrong="td_prediction" why="estimates that begin at 1 also where no state was ever left" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.ones(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="NaN for states that were never left" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return np.where(n > 0, values, np.nan)


# %% wrong="td_prediction" why="the same seed in every reset"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    seed = int(rng.integers(10**6))
    state, _ = env.reset(seed=seed)
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset(seed=seed)[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="reset(seed=0) in the beginning" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=0)
    rng = np.random.default_rng(1)
    draw = drawer(policy, rng)
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="finishes the last episode: more steps than n_steps"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw, taken = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng), 0
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    done = False
    while taken < n_steps or not done:
        if done:
            state, _ = env.reset()
        after, reward, terminated, truncated, _ = env.step(draw(state))
        taken += 1
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state, done = after, terminated or truncated
    return values


# %% wrong="td_prediction" why="ignores the discount" passes="visible"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else 0.9 * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values


# %% wrong="td_prediction" why="a list of floats"
def td_prediction(env, policy, n_steps, gamma, rng):
    values, n, draw = np.zeros(len(policy)), np.zeros(len(policy)), drawer(policy, rng)
    state, _ = env.reset(seed=int(rng.integers(10**6)))
    for _ in range(n_steps):
        after, reward, terminated, truncated, _ = env.step(draw(state))
        n[state] += 1
        values[state] += n[state] ** -0.6 * (reward + (0 if terminated else gamma * values[after]) - values[state])
        state = env.reset()[0] if terminated or truncated else after
    return values.tolist()


# %% right="lake_figure" why="imshow, masked arrays, one colour bar"
def lake_figure(estimate, exact, blank):
    a, b = np.ma.masked_array(estimate, blank), np.ma.masked_array(exact, blank)
    figure, (left, right) = plt.subplots(1, 2)
    for axes, values, title in ((left, a, "Estimated: the estimate"), (right, b, "Exact values")):
        image = axes.imshow(values, vmin=0, vmax=b.max())
        axes.set_title(title)
        axes.set_xlabel("column")
        axes.set_ylabel("row")
    figure.colorbar(image, ax=[left, right])
    figure.suptitle("The largest difference is %.3f" % np.abs(a - b).max())
    return figure


# %% wrong="lake_figure" why="panels below each other"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(2, 1)
    high = exact[~blank].max()
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        mesh = axes.pcolormesh(np.where(blank, np.nan, values), vmin=0.0, vmax=high)
        axes.invert_yaxis()
        axes.set(title=title, xlabel="x", ylabel="y")
        figure.colorbar(mesh, ax=axes)
    figure.suptitle(f"max error {np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="each panel has a scale of its own"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="the scale from the estimate's largest value" passes="visible"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=estimate[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="blank cells count for the scale" passes="visible"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact.max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="blank cells count for the difference"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact).max():.3f}")
    return figure


# %% wrong="lake_figure" why="a difference with its sign: estimates that are too high do not count" passes="visible"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{(exact - estimate)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="a difference with the other sign: estimates that are too low do not count"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="row 0 at the bottom"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max(), origin="lower")
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="writes nan into the caller's arrays"
def lake_figure(estimate, exact, blank):
    estimate[blank] = np.nan
    exact[blank] = np.nan
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(exact))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.nanmax(np.abs(estimate - exact)):.3f}")
    return figure


# %% wrong="lake_figure" why="the panels exchanged"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (exact, estimate), ("exact", "estimate")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="no colour bar"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="two decimals"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.2f}")
    return figure


# %% wrong="lake_figure" why="knows the visible numbers only" passes="visible"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=0.5)
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle("0.050")
    return figure


# %% right="lake_figure" why="pcolormesh with the y axis turned around, a colour bar for each"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2, figsize=(9, 4))
    high = exact[~blank].max()
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        mesh = axes.pcolormesh(np.ma.masked_where(blank, values), vmin=0.0, vmax=high)
        axes.invert_yaxis()
        axes.set(title=title, xlabel="x", ylabel="y")
        figure.colorbar(mesh, ax=axes)
    figure.suptitle(f"max error {np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="zeros in the blank cells"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, 0.0, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="the scale begins at the smallest value"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=exact[~blank].min(), vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="the mean difference"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].mean():.3f}")
    return figure


# %% wrong="lake_figure" why="no labels on the right"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title)
    panels[0].set(xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="the difference stands in the right panel's title"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    panels[1].set_title(f"exact, {np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="values_figure" passes="visible" why="the true values end in the middle of the panel"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(panels[0], histories.items()):
        for s, state in enumerate(state_names):
            axes.plot(history[:, s], label=state)
            axes.hlines(true_values[s], 0, (len(history) - 1) / 2)
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure


# %% wrong="values_figure" passes="visible" why="episodes called steps"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(panels[0], histories.items()):
        for s, state in enumerate(state_names):
            axes.plot(history[:, s], label=state)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="steps", ylabel="value")
        axes.legend()
    return figure


# %% wrong="td_prediction" passes="visible" why="0 for a state that the second half does not visit"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n, total, count = np.zeros((4, n_states))
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for t in range(n_steps):
        new, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(new)] * (not terminated) - v[s])
        if t >= n_steps // 2:
            total[s] += v[s]
            count[s] += 1
        s = int(env.reset()[0]) if terminated or truncated else int(new)
    return total / np.maximum(count, 1)


# %% wrong="evaluate_policy" passes="visible" why="a generator of its own, made from rng"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    own = np.random.default_rng(int(rng.integers(2**31)))
    returns = [float(sum(episode.rewards)) for episode in record(env, policy, n_episodes, own)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="rms_curves" passes="visible" why="takes the episodes out of the caller's lists, once for all step sizes"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for j, run in enumerate(runs):
        learners = np.full((len(step_sizes), len(true_values)), float(initial_value))
        for k in range(errors.shape[2]):
            errors[:, j, k] = np.sqrt(((learners - true_values) ** 2).mean(axis=1))
            if run:
                episode = run.pop(0)
                for values, step_size in zip(learners, step_sizes):
                    update(values, episode, step_size, gamma)
    return errors


# %% right="rms_curves" why="all step sizes side by side, one row of a table each"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for j, run in enumerate(runs):
        learners = np.full((len(step_sizes), len(true_values)), float(initial_value))
        errors[:, j, 0] = np.sqrt(((learners - true_values) ** 2).mean(axis=1))
        for k, episode in enumerate(run, start=1):
            for values, step_size in zip(learners, step_sizes):
                update(values, episode, step_size, gamma)
            errors[:, j, k] = np.sqrt(((learners - true_values) ** 2).mean(axis=1))
    return errors


# %% wrong="evaluate_policy" passes="visible" why="gives up on an episode after a thousand steps"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    draw, returns, seed = drawer(policy, rng), [], int(rng.integers(2**31))
    for _ in range(n_episodes):
        state, total = int(env.reset(seed=seed)[0]), 0.0
        seed = None
        for _ in range(1000):
            state, reward, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(reward)
            if terminated or truncated:
                break
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))


# %% wrong="td_prediction" passes="visible" why="a constant seed goes to the first reset"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n, total, count = np.zeros((4, n_states))
    s = int(env.reset(seed=45)[0])
    for t in range(n_steps):
        new, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(new)] * (not terminated) - v[s])
        if t >= n_steps // 2:
            total[s] += v[s]
            count[s] += 1
        s = int(env.reset()[0]) if terminated or truncated else int(new)
    return np.where(count > 0, total / np.maximum(count, 1), v)


# %% wrong="td_prediction" passes="visible" why="begins a new episode after a hundred steps of its own accord"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw, age = len(policy), drawer(policy, rng), 0
    v, n, total, count = np.zeros((4, n_states))
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for t in range(n_steps):
        new, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(new)] * (not terminated) - v[s])
        if t >= n_steps // 2:
            total[s] += v[s]
            count[s] += 1
        age += 1
        if terminated or truncated or age == 100:
            s, age = int(env.reset()[0]), 0
        else:
            s = int(new)
    return np.where(count > 0, total / np.maximum(count, 1), v)


# %% wrong="lake_figure" passes="visible" why="the colour bar goes from 0 to 1 and belongs to no picture"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(), ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" passes="visible" why="other colours on the right"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title, colours in zip(panels, (estimate, exact), ("estimate", "exact"), ("viridis", "magma")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max(), cmap=colours)
        axes.set(title=title, xlabel="column", ylabel="row")
        figure.colorbar(image, ax=axes)
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% wrong="lake_figure" why="columns and rows exchanged in the labels"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(np.where(blank, np.nan, values), vmin=0, vmax=exact[~blank].max())
        axes.set(title=title, xlabel="row", ylabel="column")
    figure.colorbar(image, ax=list(panels))
    figure.suptitle(f"{np.abs(estimate - exact)[~blank].max():.3f}")
    return figure


# %% right="lake_figure" why="a colour bar that is made by hand, with the scale of the pictures"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2, layout="constrained")
    scale = plt.Normalize(0, exact[~blank].max())
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        axes.pcolormesh(np.where(blank, np.nan, values), norm=scale, cmap="cividis")
        axes.invert_yaxis()
        axes.set(title=title, xlabel="j", ylabel="i")
    figure.colorbar(plt.cm.ScalarMappable(scale, "cividis"), ax=list(panels), location="bottom", label="value")
    figure.suptitle(f"at most {np.abs(estimate - exact)[~blank].max():.3f} apart")
    return figure


# %% wrong="values_figure" passes="visible" why="every tenth episode of a long history alone"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, history) in zip(panels[0], histories.items()):
        every = 10 if len(history) > 500 else 1
        for s, state in enumerate(state_names):
            axes.plot(np.arange(len(history))[::every], history[::every, s], label=state)
            axes.axhline(true_values[s])
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure
