# %% right="discounted_returns" why="backward loop into a preallocated float64 array"
def discounted_returns(
    rewards: Sequence[float] | NDArray[np.float64], gamma: float, tail: float = 0.0
) -> NDArray[np.float64]:
    returns = np.empty(len(rewards), dtype=np.float64)
    ahead = float(tail)
    for t in range(len(rewards) - 1, -1, -1):
        ahead = float(rewards[t]) + gamma * ahead
        returns[t] = ahead
    return returns

# %% right="discounted_returns" why="itertools.accumulate over the reversed rewards, with the tail as its initial value"
def discounted_returns(rewards, gamma, tail=0.0):
    backwards = itertools.accumulate(
        reversed(rewards), lambda later, reward: reward + gamma * later, initial=tail
    )
    return np.array(list(backwards)[:0:-1], dtype=np.float64)

# %% right="discounted_returns" why="generator helper and np.fromiter, flipped at the end"
def _from_the_end(rewards, gamma, g):
    for r in rewards[::-1]:
        g = r + gamma * g
        yield g


def discounted_returns(rewards, gamma, tail=0.0):
    back = np.fromiter(_from_the_end(rewards, gamma, tail), dtype=np.float64)
    return np.flip(back).copy()

# %% right="discounted_returns" why="a deque filled from the left, no reversal at the end, early return for no rewards"
from collections import deque


def discounted_returns(rewards, gamma, tail=0.0):
    if len(rewards) == 0:
        return np.zeros(0)
    todo = [float(r) for r in rewards]
    out = deque()
    G = tail
    while todo:
        G = todo.pop() + gamma * G
        out.appendleft(G)
    return np.asarray(out, dtype=float)

# %% right="discounted_returns" why="whole-array doubling: returns over 1, 2, 4, 8 ... steps with the tail appended as a last reward"
def discounted_returns(rewards, gamma, tail=0.0):
    g = np.append(np.asarray(rewards, dtype=np.float64), float(tail))
    reach, factor = 1, float(gamma)
    while reach < len(g):
        ahead = np.zeros_like(g)
        ahead[:-reach] = g[reach:]
        g = g + factor * ahead
        reach, factor = 2 * reach, factor * factor
    return g[:-1]

# %% wrong="discounted_returns" why="divides by powers of gamma: breaks for gamma 0, although gamma is in [0, 1], and in long episodes"
def discounted_returns(rewards, gamma, tail=0.0):
    r = np.append(np.asarray(rewards, dtype=np.float64), tail)
    powers = gamma ** np.arange(len(r))
    sums = np.cumsum((r * powers)[::-1])[::-1]
    return (sums / powers)[:-1]

# %% wrong="discounted_returns" why="np.zeros_like takes over the dtype of integer rewards: not float64"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = np.zeros_like(rewards)
    g = tail
    for t in reversed(range(len(rewards))):
        g = rewards[t] + gamma * g
        returns[t] = g
    return returns

# %% wrong="discounted_returns" why="works in place on an array of rewards: the argument is changed"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = np.asarray(rewards, dtype=np.float64)
    g = tail
    for t in reversed(range(len(returns))):
        g = returns[t] + gamma * g
        returns[t] = g
    return returns

# %% wrong="discounted_returns" why="rewards may be none: indexing the last one fails for an empty episode"
def discounted_returns(rewards, gamma, tail=0.0):
    returns = np.zeros(len(rewards))
    returns[-1] = rewards[-1] + gamma * tail
    for t in range(len(rewards) - 2, -1, -1):
        returns[t] = rewards[t] + gamma * returns[t + 1]
    return returns

# %% wrong="discounted_returns" why="no rewards still give one entry, the tail: shape [T] is [0]"
def discounted_returns(rewards, gamma, tail=0.0):
    g, returns = tail, []
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    if not returns:
        return np.array([tail], dtype=np.float64)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="the tail is added undiscounted to the last reward"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], 0.0
    for i, r in enumerate(reversed(rewards)):
        g = r + (tail if i == 0 else gamma * g)
        returns.append(g)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="the tail is discounted only once for all steps instead of by the steps between"
def discounted_returns(rewards, gamma, tail=0.0):
    returns, g = [], 0.0
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g + gamma * tail)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="recursion: G_0 of a long episode ends in a RecursionError"
def discounted_returns(rewards, gamma, tail=0.0):
    def g(t):
        if t == len(rewards):
            return [tail]
        later = g(t + 1)
        return [rewards[t] + gamma * later[0], *later]

    return np.array(g(0)[:-1], dtype=np.float64)

# %% wrong="discounted_returns" why="a truth test on the rewards: an array of more than one reward is refused although arrays are allowed"
def discounted_returns(rewards, gamma, tail=0.0):
    if not rewards:
        return np.zeros(0)
    g, returns = tail, []
    for r in reversed(rewards):
        g = r + gamma * g
        returns.append(g)
    return np.array(returns[::-1], dtype=np.float64)

# %% wrong="discounted_returns" why="an empty list of returns becomes float64, but float32 is what is returned otherwise; promised is float64"
def discounted_returns(rewards, gamma, tail=0.0):
    g, returns = tail, []
    for r in reversed(rewards):
        g = r + gamma * g
        returns.insert(0, g)
    return torch.tensor(returns).numpy()

# %% right="monte_carlo_values" why="sums and counts with a set for each episode, as in the hint"
def monte_carlo_values(
    episodes: Sequence[Episode], n_states: int, gamma: float, first_visit: bool
) -> NDArray[np.float64]:
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for number, episode in enumerate(episodes):
        if not episode.terminated:
            raise ValueError(f"episode {number} was cut off: its returns are unknown")
        returns = discounted_returns(episode.rewards, gamma)
        seen = set()
        for state, g in zip(episode.states, returns):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += g
            counts[state] += 1
    values = np.full(n_states, np.nan)
    np.divide(sums, counts, out=values, where=counts > 0)
    return values

# %% right="monte_carlo_values" why="lists of returns for each state; first visits by a dict that is overwritten backwards; own returns"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if any(not e.terminated for e in episodes):
        raise ValueError("cannot average returns: some episode was cut off by a step limit")
    collected = [[] for _ in range(n_states)]
    for e in episodes:
        g, earliest = 0.0, {}
        for s, r in zip(e.states[-2::-1], e.rewards[::-1]):
            g = r + gamma * g
            if first_visit:
                earliest[s] = g
            else:
                collected[s].append(g)
        for s, value in earliest.items():
            collected[s].append(value)
    return np.array(
        [sum(c) / len(c) if c else math.nan for c in collected], dtype=np.float64
    )

# %% right="monte_carlo_values" why="np.unique for first visits and np.bincount over the whole batch"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    cut = [i for i, e in enumerate(episodes) if not e.terminated]
    if cut:
        raise ValueError(f"episodes {cut} were cut off (truncated), so they have no whole returns")
    states, returns = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for e in episodes:
        s = np.asarray(e.states[:-1], dtype=np.int64)
        g = discounted_returns(e.rewards, gamma, 0.0)
        if first_visit:
            s, index = np.unique(s, return_index=True)
            g = g[index]
        states.append(s)
        returns.append(g)
    where, what = np.concatenate(states), np.concatenate(returns)
    n = np.bincount(where, minlength=n_states)
    total = np.bincount(where, weights=what, minlength=n_states)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)

# %% right="monte_carlo_values" why="running means, one state at a time, starting from NaN"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    for e in episodes:
        if not e.terminated:
            raise ValueError(f"an episode of {len(e.rewards)} steps was cut off")
    means = [math.nan] * n_states
    visits = [0] * n_states
    for e in episodes:
        returns = discounted_returns(e.rewards, gamma).tolist()
        steps = e.states[:-1]
        for t, s in enumerate(steps):
            if first_visit and s in steps[:t]:
                continue
            visits[s] += 1
            if visits[s] == 1:
                means[s] = returns[t]
            else:
                means[s] += (returns[t] - means[s]) / visits[s]
    return np.asarray(means, dtype=np.float64)

# %% wrong="monte_carlo_values" why="skips every visit to the state in which the episode ended, also the earlier ones that were visits"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        seen = {episode.states[-1]}
        for state, g in zip(episode.states, discounted_returns(episode.rewards, gamma)):
            if state == episode.states[-1] or (first_visit and state in seen):
                continue
            seen.add(state)
            sums[state] += g
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="one set for the whole batch: each EPISODE gives the return of its first visit, not only the first episode"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts, seen = np.zeros(n_states), np.zeros(n_states), set()
    for episode in episodes:
        if not episode.terminated:
            raise ValueError("an episode was cut off")
        for state, g in zip(episode.states, discounted_returns(episode.rewards, gamma)):
            if first_visit and state in seen:
                continue
            seen.add(state)
            sums[state] += g
            counts[state] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="every visit as the mean of the episodes' means: each visit gives one return, so visits count equally"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if not all(e.terminated for e in episodes):
        raise ValueError("an episode was cut off")
    answers = [[] for _ in range(n_states)]
    for e in episodes:
        mine = {}
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            mine.setdefault(s, []).append(g)
        for s, gs in mine.items():
            answers[s].append(gs[0] if first_visit else sum(gs) / len(gs))
    return np.array([np.mean(a) if a else np.nan for a in answers])

# %% wrong="monte_carlo_values" why="going backwards with a set: takes the return of the last visit as that of the first"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("an episode was cut off")
        seen, g = set(), 0.0
        for s, r in zip(reversed(e.states[:-1]), reversed(e.rewards)):
            g = r + gamma * g
            if first_visit and s in seen:
                continue
            seen.add(s)
            sums[s] += g
            counts[s] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

# %% wrong="monte_carlo_values" why="only the last episode is looked at: refuse a batch in which SOME episode was cut off"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if episodes and not episodes[-1].terminated:
        raise ValueError("the episode was cut off")
    returns = [[] for _ in range(n_states)]
    for e in episodes:
        seen = set()
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if s not in seen or not first_visit:
                returns[s].append(g)
            seen.add(s)
    return np.array([np.mean(r) if r else np.nan for r in returns])

# %% wrong="monte_carlo_values" why="leaves cut-off episodes out silently when others remain: a batch with some cut-off episode must be refused"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    whole = [e for e in episodes if e.terminated]
    if episodes and not whole:
        raise ValueError("all episodes were cut off")
    returns = [[] for _ in range(n_states)]
    for e in whole:
        seen = set()
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if s not in seen or not first_visit:
                returns[s].append(g)
            seen.add(s)
    return np.array([np.mean(r) if r else np.nan for r in returns])

# %% wrong="monte_carlo_values" why="there may be no episodes: np.concatenate of nothing fails instead of all NaN"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    if any(not e.terminated for e in episodes):
        raise ValueError("some episode was cut off by a step limit")
    states, returns = [], []
    for e in episodes:
        s, g = np.array(e.states[:-1]), discounted_returns(e.rewards, gamma)
        if first_visit:
            s, index = np.unique(s, return_index=True)
            g = g[index]
        states.append(s)
        returns.append(g)
    s, g = np.concatenate(states), np.concatenate(returns)
    n = np.bincount(s, minlength=n_states)
    return np.where(n > 0, np.bincount(s, g, n_states) / np.maximum(n, 1), np.nan)

# %% wrong="monte_carlo_values" why="a sum of exactly 0 is taken for no visit: NaN is for states never visited only"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        seen = set()
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if not (first_visit and s in seen):
                sums[s] += g
                counts[s] += 1
            seen.add(s)
    sums[sums == 0] = np.nan
    return sums / np.maximum(counts, 1)

# %% wrong="monte_carlo_values" why="the error is bare: raise a ValueError that says that an episode was cut off"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    returns = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise ValueError
        seen = set()
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if s not in seen or not first_visit:
                returns[s].append(g)
            seen.add(s)
    return np.array([np.mean(r) if r else np.nan for r in returns])

# %% wrong="monte_carlo_values" why="a repeat is only recognised when it follows at once (same state twice in a row): first visit of the whole episode is meant"
def monte_carlo_values(episodes, n_states, gamma, first_visit):
    returns = [[] for _ in range(n_states)]
    for e in episodes:
        if not e.terminated:
            raise ValueError("cut off")
        before = None
        for s, g in zip(e.states, discounted_returns(e.rewards, gamma)):
            if s != before or not first_visit:
                returns[s].append(g)
            before = s
    return np.array([np.mean(r) if r else np.nan for r in returns])

# %% right="mc_episode" why="returns first, then a zip over the visits"
def mc_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    for state, g in zip(episode.states[:-1], returns, strict=True):
        values[state] += step_size * (g - values[state])

# %% right="mc_episode" why="own backward pass into a list, the average written as (1 - a) V + a G, index loop"
def mc_episode(values, episode, step_size, gamma):
    T = len(episode.rewards)
    g = 0.0
    if not episode.terminated:
        g = float(values[episode.states[T]])
    targets = [0.0] * T
    for t in range(T - 1, -1, -1):
        g = episode.rewards[t] + gamma * g
        targets[t] = g
    for t in range(T):
        s = episode.states[t]
        values[s] = (1 - step_size) * values[s] + step_size * targets[t]

# %% right="mc_episode" why="groups the visits by state: their order only matters within one state; closed form of the repeated update"
def mc_episode(values, episode, step_size, gamma):
    tail = float(values[episode.states[-1]]) if not episode.terminated else 0.0
    returns = discounted_returns(episode.rewards, gamma, tail)
    visits = {}
    for state, g in zip(episode.states, returns):
        visits.setdefault(state, []).append(g)
    for state, gs in visits.items():
        k = len(gs)
        keep = 1.0 - step_size
        weights = step_size * keep ** np.arange(k - 1, -1, -1)
        values[state] = keep**k * values[state] + weights @ np.array(gs)

# %% wrong="mc_episode" why="the returns are built with changed estimates: the tail is V(S_T) BEFORE this episode changes anything"
def mc_episode(values, episode, step_size, gamma):
    T = len(episode.rewards)
    for t in range(T):
        g = 0.0 if episode.terminated else values[episode.states[-1]]
        for r in reversed(episode.rewards[t:]):
            g = r + gamma * g
        values[episode.states[t]] += step_size * (g - values[episode.states[t]])

# %% wrong="mc_episode" why="updates while going backwards: take the visits in the order in which they happened"
def mc_episode(values, episode, step_size, gamma):
    g = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, r in zip(reversed(episode.states[:-1]), reversed(episode.rewards)):
        g = r + gamma * g
        values[s] += step_size * (g - values[s])

# %% wrong="mc_episode" why="fancy-index update: a state visited twice is updated once; every visit counts"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    states = np.array(episode.states[:-1], dtype=int)
    returns = discounted_returns(episode.rewards, gamma, tail)
    values[states] += step_size * (returns - values[states])

# %% wrong="mc_episode" why="np.add.at with errors against the old estimates: the second visit must see what the first changed"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    states = np.array(episode.states[:-1], dtype=int)
    returns = discounted_returns(episode.rewards, gamma, tail)
    np.add.at(values, states, step_size * (returns - values[states]))

# %% wrong="mc_episode" why="nothing is returned, but this returns the array"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] += step_size * (g - values[s])
    return values

# %% wrong="mc_episode" why="the tail is added to each return without its gamma^(T-t)"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma) + tail
    for s, g in zip(episode.states, returns):
        values[s] += step_size * (g - values[s])

# %% wrong="mc_episode" why="the tail is V of the last state that was left, S_{T-1}, not of S_T"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[len(episode.rewards) - 1]])
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        values[s] += step_size * (g - values[s])

# %% wrong="mc_episode" why="first visits only; every-visit Monte Carlo is asked for"
def mc_episode(values, episode, step_size, gamma):
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    seen = set()
    for s, g in zip(episode.states, discounted_returns(episode.rewards, gamma, tail)):
        if s not in seen:
            values[s] += step_size * (g - values[s])
            seen.add(s)

# %% wrong="mc_episode" why="gamma is forgotten where the episode was cut off: those returns are undiscounted"
def mc_episode(values, episode, step_size, gamma):
    if episode.terminated:
        returns = discounted_returns(episode.rewards, gamma)
    else:
        end = float(values[episode.states[-1]])
        returns = np.cumsum(np.array(episode.rewards)[::-1])[::-1] + end
    for s, g in zip(episode.states, returns):
        values[s] += step_size * (g - values[s])

# %% right="td_episode" why="enumerate over the rewards, last step by its number"
def td_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    for t, reward in enumerate(episode.rewards):
        now, after = episode.states[t], episode.states[t + 1]
        is_end = episode.terminated and t + 1 == len(episode.rewards)
        target = reward if is_end else reward + gamma * values[after]
        values[now] += step_size * (target - values[now])

# %% right="td_episode" why="itertools.pairwise and a list of continuation factors"
def td_episode(values, episode, step_size, gamma):
    factors = [gamma] * len(episode.rewards)
    if episode.terminated and factors:
        factors[-1] = 0.0
    for (s, s_next), r, factor in zip(itertools.pairwise(episode.states), episode.rewards, factors):
        ahead = factor * values[s_next] if factor else 0.0
        values[s] += step_size * (r + ahead - values[s])

# %% right="td_episode" why="all steps but the last with bootstrap, the last one on its own; works on a list and copies back in place"
def td_episode(values, episode, step_size, gamma):
    if not episode.rewards:
        return
    v = values.tolist()
    *early, last = range(len(episode.rewards))
    for t in early:
        s, s2 = episode.states[t : t + 2]
        v[s] += step_size * (episode.rewards[t] + gamma * v[s2] - v[s])
    s, s2 = episode.states[last : last + 2]
    beyond = 0.0 if episode.terminated else v[s2]
    v[s] += step_size * (episode.rewards[last] + gamma * beyond - v[s])
    values[:] = v

# %% wrong="td_episode" why="asks whether the next state is the last state: an episode can come through that state before"
def td_episode(values, episode, step_size, gamma):
    for s, r, s2 in zip(episode.states, episode.rewards, episode.states[1:]):
        done = episode.terminated and s2 == episode.states[-1]
        target = r + (0.0 if done else gamma * values[s2])
        values[s] += step_size * (target - values[s])

# %% wrong="td_episode" why="stale values of the next states: what an earlier step of this episode has changed counts"
def td_episode(values, episode, step_size, gamma):
    ahead = values[episode.states[1:]].copy()
    if episode.terminated:
        ahead[-1] = 0.0
    for t, r in enumerate(episode.rewards):
        s = episode.states[t]
        values[s] += step_size * (r + gamma * ahead[t] - values[s])

# %% wrong="td_episode" why="one batch update from the old estimates: states met twice and changed estimates are lost"
def td_episode(values, episode, step_size, gamma):
    s = np.array(episode.states)
    going = np.ones(len(episode.rewards))
    going[-1] = not episode.terminated
    delta = np.array(episode.rewards) + gamma * going * values[s[1:]] - values[s[:-1]]
    np.add.at(values, s[:-1], step_size * delta)

# %% wrong="td_episode" why="sets the estimate of the terminal state to 0 in the array, which may be a state with a value of its own"
def td_episode(values, episode, step_size, gamma):
    if episode.terminated:
        values[episode.states[-1]] = 0.0
    for s, r, s2 in zip(episode.states, episode.rewards, episode.states[1:]):
        values[s] += step_size * (r + gamma * values[s2] - values[s])

# %% wrong="td_episode" why="treats the last step as the end always: 0 is for an episode that terminated, and only there"
def td_episode(values, episode, step_size, gamma):
    last = len(episode.rewards) - 1
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        values[s] += step_size * (r + gamma * (values[s2] if t < last else 0.0) - values[s])

# %% wrong="td_episode" why="steps taken from the end backwards: in order is demanded"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t in reversed(range(n)):
        s, s2 = episode.states[t], episode.states[t + 1]
        ahead = 0.0 if episode.terminated and t == n - 1 else values[s2]
        values[s] += step_size * (episode.rewards[t] + gamma * ahead - values[s])

# %% wrong="td_episode" why="the discount falls on the reward too: gamma times (reward plus next value)"
def td_episode(values, episode, step_size, gamma):
    n = len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        ahead = 0.0 if episode.terminated and t == n - 1 else values[s2]
        values[s] += step_size * (gamma * (r + ahead) - values[s])

# %% wrong="td_episode" why="works on a copy: values is not changed in place"
def td_episode(values, episode, step_size, gamma):
    values = np.asarray(values, dtype=np.float64).copy()
    for t, r in enumerate(episode.rewards):
        s, s2 = episode.states[t], episode.states[t + 1]
        end = episode.terminated and t + 1 == len(episode.rewards)
        values[s] += step_size * (r + (not end) * gamma * values[s2] - values[s])

# %% wrong="td_episode" why="gamma^t creeps in: the discount of a TD target is gamma, whatever the step"
def td_episode(values, episode, step_size, gamma):
    discount = 1.0
    n = len(episode.rewards)
    for t, r in enumerate(episode.rewards):
        discount *= gamma
        s, s2 = episode.states[t], episode.states[t + 1]
        ahead = 0.0 if episode.terminated and t == n - 1 else values[s2]
        values[s] += step_size * (r + discount * ahead - values[s])

# %% right="values_figure" why="hint style: subplots with sharey, axhline in the line's colour, legend in each panel"
def values_figure(
    histories: Mapping[str, NDArray[np.float64]],
    true_values: NDArray[np.float64],
    state_names: Sequence[str],
) -> Figure:
    n = len(histories)
    figure, panels = plt.subplots(1, n, sharey=True, squeeze=False, figsize=(4.5 * n, 3.5))
    for axes, (name, history) in zip(panels[0], histories.items()):
        for i, state in enumerate(state_names):
            (line,) = axes.plot(history[:, i], label=state)
            axes.axhline(true_values[i], color=line.get_color(), linestyle=":", linewidth=1)
        axes.set(title=name, xlabel="episodes", ylabel="estimated value")
        axes.legend()
    return figure

# %% right="values_figure" why="bare Figure, panels below one another, colours of a colour map, hlines across the panel, one figure legend"
def values_figure(histories, true_values, state_names):
    figure = Figure(figsize=(7, 3 * len(histories)), layout="constrained")
    grid = figure.subplots(len(histories), 1, squeeze=False, sharey=True)
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(state_names)))
    handles = []
    for axes, method in zip(grid.flat, histories):
        history = np.asarray(histories[method])
        x = np.arange(history.shape[0])
        handles = []
        for state, (name, colour) in enumerate(zip(state_names, colours)):
            handles += axes.plot(x, history[:, state], color=colour, label=name)
        axes.hlines(
            true_values, 0, 1, colors=colours, linestyles="dashed",
            transform=axes.get_yaxis_transform(),
        )
        axes.set_title(f"Method: {method}")
        axes.set_xlabel("number of episodes")
        axes.set_ylabel("value of the state")
    figure.legend(handles, list(state_names), loc="outside right center")
    return figure

# %% right="values_figure" why="true values plotted as levels from first to last episode with x margins 0; limits set by hand from all data"
def _limits(histories, true_values):
    everything = np.concatenate([np.ravel(h) for h in histories.values()] + [np.ravel(true_values)])
    low, high = float(everything.min()), float(everything.max())
    pad = 0.05 * (high - low) or 0.1
    return low - pad, high + pad


def values_figure(histories, true_values, state_names):
    fig = plt.figure(figsize=(5 * len(histories), 4))
    limits = _limits(histories, true_values)
    for k, (method, estimates) in enumerate(histories.items(), start=1):
        ax = fig.add_subplot(1, len(histories), k)
        episodes = range(len(estimates))
        lines = ax.plot(episodes, estimates, label=list(state_names))
        for line, truth in zip(lines, true_values):
            ax.axhline(truth, color=line.get_color(), ls="--", alpha=0.6)
        ax.margins(x=0)
        ax.set_ylim(*limits)
        ax.set_title(method)
        ax.set_xlabel("Episodes")
        ax.set_ylabel("Estimated values")
        ax.legend(title="state", loc="best")
    fig.tight_layout()
    return fig

# %% right="values_figure" why="true values as plotted levels in the axes transform, one legend in the first panel only, with proxies"
def values_figure(histories, true_values, state_names):
    figure, axs = plt.subplots(ncols=len(histories), sharey="all", sharex="all", squeeze=False)
    axs = axs.ravel().tolist()
    for axes, (method, h) in zip(axs, histories.items(), strict=True):
        for i, name in enumerate(state_names):
            colour = f"C{i}"
            axes.plot(np.arange(h.shape[0]), h[:, i], "-", color=colour, label=name)
            axes.plot(
                [0, 1], [true_values[i]] * 2, "--", color=colour, lw=0.8,
                transform=axes.get_yaxis_transform(), label="_true",
            )
        axes.set(title=method, xlabel="episode", ylabel="value")
    axs[0].legend()
    return figure

# %% wrong="values_figure" why="x begins at 1: the number of episodes begins at 0"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(1, n, sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(np.arange(1, len(h) + 1), h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="leaves row 0 out: the estimate before the first episode belongs to the line"
def values_figure(histories, true_values, state_names):
    n = len(histories)
    figure, panels = plt.subplots(1, n, sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(np.arange(1, len(h)), h[1:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="no common limits of the y axis: the same limits in all panels are demanded"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="without squeeze=False: a single method gives no array of panels and the call fails; one panel for each method"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True)
    for axes, (name, h) in zip(panels, histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="y label only on the first panel: labels on all axes"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes")
        axes.legend()
    panels[0, 0].set_ylabel("value")
    return figure

# %% wrong="values_figure" why="methods sorted by name: one panel for each method, in order"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, name in zip(panels[0], sorted(histories)):
        h = histories[name]
        for i, s in enumerate(state_names):
            (line,) = axes.plot(h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% wrong="values_figure" why="limits fixed at 0 to 1: lines of values outside are not to be seen, and nothing says that values lie there"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i, s in enumerate(state_names):
            (line,) = axes.plot(h[:, i], label=s)
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value", ylim=(-0.05, 1.05))
        axes.legend()
    return figure

# %% wrong="values_figure" why="legend named after the order in a sorted list of states: names go to the wrong lines"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        lines = axes.plot(h)
        for value in true_values:
            axes.axhline(value, color="grey", ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend(sorted(state_names))
        del lines
    return figure

# %% wrong="values_figure" why="legend called with the names after curves and levels alternate: the second name stands at a true value's line"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        for i in range(len(state_names)):
            (line,) = axes.plot(h[:, i])
            axes.axhline(true_values[i], color=line.get_color(), ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend(state_names)
    return figure

# %% wrong="values_figure" why="true values only in the last panel: in each panel a horizontal line for each state"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        axes.plot(h, label=list(state_names))
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    for v in true_values:
        plt.axhline(v, ls=":")
    return figure

# %% wrong="values_figure" why="horizontal lines end at the middle of the panel (hlines to half the episodes): across the panel"
def values_figure(histories, true_values, state_names):
    figure, panels = plt.subplots(1, len(histories), sharey=True, squeeze=False)
    for axes, (name, h) in zip(panels[0], histories.items()):
        axes.plot(h, label=list(state_names))
        axes.hlines(true_values, 0, 1, ls=":")
        axes.set(title=name, xlabel="episodes", ylabel="value")
        axes.legend()
    return figure

# %% right="rms_curves" why="three loops into a preallocated array"
def rms_curves(
    update: Callable[[NDArray[np.float64], Episode, float, float], None],
    runs: Sequence[Sequence[Episode]],
    step_sizes: Sequence[float] | NDArray[np.float64],
    true_values: NDArray[np.float64],
    initial_value: float,
    gamma: float,
) -> NDArray[np.float64]:
    n_episodes = len(runs[0]) if len(runs) > 0 else 0
    errors = np.zeros((len(step_sizes), len(runs), n_episodes + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), initial_value, dtype=np.float64)
            errors[i, j, 0] = np.sqrt(np.mean((values - true_values) ** 2))
            for k, episode in enumerate(run, start=1):
                update(values, episode, alpha, gamma)
                errors[i, j, k] = np.sqrt(np.mean((values - true_values) ** 2))
    return errors

# %% right="rms_curves" why="first all histories, then the errors in one vectorised statement over the last axis"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    n_states = np.shape(true_values)[0]
    length = 1 + (len(runs[0]) if len(runs) else 0)
    tables_ = np.full((len(step_sizes), len(runs), length, n_states), float(initial_value))
    for i, j in np.ndindex(len(step_sizes), len(runs)):
        learner = np.full(n_states, float(initial_value))
        for k in range(length - 1):
            update(learner, runs[j][k], float(step_sizes[i]), gamma)
            tables_[i, j, k + 1] = learner
    return np.sqrt(np.square(tables_ - true_values).mean(axis=-1))

# %% right="rms_curves" why="a generator for one learner's errors, comprehension around it, np.linalg.norm for the error"
def _errors_of_learner(update, run, alpha, truth, start, gamma):
    v = start + np.zeros(len(truth), dtype=np.float64)
    root_n = math.sqrt(len(truth))
    yield np.linalg.norm(v - truth) / root_n
    for episode in run:
        update(v, episode, alpha, gamma)
        yield np.linalg.norm(v - truth) / root_n


def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    rows = [
        list(_errors_of_learner(update, run, alpha, true_values, initial_value, gamma))
        for alpha in step_sizes
        for run in runs
    ]
    last = len(runs[0]) + 1 if len(runs) else 1
    return np.array(rows, dtype=np.float64).reshape(len(step_sizes), len(runs), last)

# %% wrong="rms_curves" why="fresh estimates for each step size only: for each step size AND each run begin with initial_value"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = []
    for alpha in step_sizes:
        values = np.full(len(true_values), float(initial_value))
        out.append([])
        for run in runs:
            row = [np.sqrt(((values - true_values) ** 2).mean())]
            for e in run:
                update(values, e, alpha, gamma)
                row.append(np.sqrt(((values - true_values) ** 2).mean()))
            out[-1].append(row)
    return np.array(out)

# %% wrong="rms_curves" why="an int as the initial value makes an int array in which updates are lost"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), initial_value)
            out[i, j, 0] = np.sqrt(((values - true_values) ** 2).mean())
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.sqrt(((values - true_values) ** 2).mean())
    return out

# %% wrong="rms_curves" why="the root of the mean over states is taken as mean absolute error: RMS is demanded"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            out[i, j, 0] = np.sqrt((values - true_values) ** 2).mean()
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.sqrt((values - true_values) ** 2).mean()
    return out

# %% wrong="rms_curves" why="gamma fixed at 1 in the call of update: update(values, episode, step_size, gamma)"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            out[i, j, 0] = np.sqrt(((values - true_values) ** 2).mean())
            for k, e in enumerate(run):
                update(values, e, alpha, 1.0)
                out[i, j, k + 1] = np.sqrt(((values - true_values) ** 2).mean())
    return out

# %% wrong="rms_curves" why="keeps the values array itself in the history: every entry shows the last estimates"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    histories = []
    for alpha in step_sizes:
        for run in runs:
            values = np.full(len(true_values), float(initial_value))
            history = [values]
            for e in run:
                update(values, e, alpha, gamma)
                history.append(values)
            histories.append(history)
    h = np.array(histories).reshape(len(step_sizes), len(runs), -1, len(true_values))
    return np.sqrt(((h - true_values) ** 2).mean(axis=-1))

# %% wrong="rms_curves" why="axes in the wrong order: [n_runs, n_step_sizes, ...] instead of step sizes first"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(runs), len(step_sizes), len(runs[0]) + 1))
    for i, run in enumerate(runs):
        for j, alpha in enumerate(step_sizes):
            values = np.full(len(true_values), float(initial_value))
            out[i, j, 0] = np.sqrt(((values - true_values) ** 2).mean())
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.sqrt(((values - true_values) ** 2).mean())
    return out

# %% wrong="rms_curves" why="the estimates are written into the argument true_values, which is changed"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    truth = true_values.copy()
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = true_values
            values[:] = initial_value
            out[i, j, 0] = np.sqrt(((values - truth) ** 2).mean())
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.sqrt(((values - truth) ** 2).mean())
    return out

# %% wrong="rms_curves" why="sorts the step sizes: the entries do not belong to the step sizes as they came"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    sizes = sorted(set(float(a) for a in step_sizes))
    out = np.zeros((len(sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            out[i, j, 0] = np.sqrt(((values - true_values) ** 2).mean())
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.sqrt(((values - true_values) ** 2).mean())
    return out

# %% wrong="rms_curves" why="np.std of the error takes the mean error off first: that is not the root mean square"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, alpha in enumerate(step_sizes):
        for j, run in enumerate(runs):
            values = np.full(len(true_values), float(initial_value))
            out[i, j, 0] = np.std(values - true_values)
            for k, e in enumerate(run):
                update(values, e, alpha, gamma)
                out[i, j, k + 1] = np.std(values - true_values)
    return out

# %% wrong="rms_curves" why="the update gets the episodes of the first run for every run"
def rms_curves(update, runs, step_sizes, true_values, initial_value, gamma):
    out = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    first = runs[0]
    for i, alpha in enumerate(step_sizes):
        values = np.full((len(runs), len(true_values)), float(initial_value))
        out[i, :, 0] = np.sqrt(((values - true_values) ** 2).mean(axis=1))
        for k, e in enumerate(first):
            for row in values:
                update(row, e, alpha, gamma)
            out[i, :, k + 1] = np.sqrt(((values - true_values) ** 2).mean(axis=1))
    return out

# %% right="improved_policy" why="vectorised with -inf, a tie mask that demands tried, np.where for the old rows"
def improved_policy(
    q: NDArray[np.float64], old_policy: NDArray[np.float64], tried: NDArray[np.bool_]
) -> NDArray[np.float64]:
    competing = np.where(tried, q, -np.inf)
    best = (competing == competing.max(axis=1, keepdims=True)) & tried
    shares = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried.any(axis=1, keepdims=True), shares, old_policy).astype(np.float64)

# %% right="improved_policy" why="loop over states on a copy of the old policy, indices of tried actions"
def improved_policy(q, old_policy, tried):
    policy = np.array(old_policy, dtype=np.float64)
    for state in range(len(q)):
        actions = np.flatnonzero(tried[state])
        if actions.size == 0:
            continue
        estimates = q[state, actions]
        winners = actions[estimates == estimates.max()]
        policy[state] = 0.0
        policy[state, winners] = 1.0 / len(winners)
    return policy

# %% right="improved_policy" why="plain Python lists and a helper for a row"
def _row(values, old, known):
    top = max((v for v, k in zip(values, known) if k), default=None)
    if top is None:
        return list(old)
    wins = [bool(k) and v == top for v, k in zip(values, known)]
    return [win / sum(wins) for win in wins]


def improved_policy(q, old_policy, tried):
    rows = [_row(*row) for row in zip(q.tolist(), old_policy.tolist(), tried.tolist())]
    return np.array(rows, dtype=np.float64).reshape(q.shape)

# %% right="improved_policy" why="masked array: the fill value is never seen, maxima are masked where nothing was tried"
def improved_policy(q, old_policy, tried):
    masked = np.ma.masked_array(np.array(q), mask=~np.asarray(tried))
    policy = old_policy.astype(np.float64, copy=True)
    some = np.asarray(tried).any(axis=1)
    peak = masked.max(axis=1).filled(0.0)[:, None]
    best = np.zeros(q.shape, dtype=bool)
    best[tried] = (q == peak)[tried]
    policy[some] = best[some] / best[some].sum(axis=1)[:, None]
    return policy

# %% wrong="improved_policy" why="untried actions count as 0: with negative estimates they would win; only tried actions compete"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, 0.0)
    best = values == values.max(axis=1, keepdims=True)
    policy = best / best.sum(axis=1, keepdims=True)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="q * tried: a NaN of an untried action stays NaN and spoils the row"
def improved_policy(q, old_policy, tried):
    values = q * tried - 1e9 * ~tried
    best = values == values.max(axis=1, keepdims=True)
    policy = best / best.sum(axis=1, keepdims=True)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="-1000 stands for impossible: estimates below it lose against untried actions"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, -1000.0)
    best = values == values.max(axis=1, keepdims=True)
    policy = best / best.sum(axis=1, keepdims=True)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="np.isclose for ties: equal means equal, 0.5 and 0.500001 are different"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, -np.inf)
    best = np.isclose(values, values.max(axis=1, keepdims=True)) & tried
    policy = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="writes into old_policy and returns it: the argument is changed"
def improved_policy(q, old_policy, tried):
    for s in range(len(q)):
        if tried[s].any():
            values = np.where(tried[s], q[s], -np.inf)
            best = values == values.max()
            old_policy[s] = best / best.sum()
    return old_policy

# %% wrong="improved_policy" why="q is changed: untried entries are overwritten in place"
def improved_policy(q, old_policy, tried):
    q[~tried] = -np.inf
    best = q == q.max(axis=1, keepdims=True)
    policy = best / best.sum(axis=1, keepdims=True)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="keeps the old row wherever not all actions were tried; it is kept only where nothing was tried"
def improved_policy(q, old_policy, tried):
    policy = old_policy.astype(np.float64).copy()
    for s in np.flatnonzero(tried.all(axis=1)):
        best = q[s] == q[s].max()
        policy[s] = best / best.sum()
    return policy

# %% wrong="improved_policy" why="an untried action whose table entry equals the best tried one shares the probability"
def improved_policy(q, old_policy, tried):
    peak = np.where(tried, q, -np.inf).max(axis=1, keepdims=True)
    best = q == peak
    policy = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried.any(axis=1, keepdims=True), policy, old_policy)

# %% wrong="improved_policy" why="argmax: the first of several best gets everything instead of equal shares"
def improved_policy(q, old_policy, tried):
    policy = old_policy.copy()
    rows = tried.any(axis=1)
    policy[rows] = np.eye(q.shape[1])[np.where(tried, q, -np.inf).argmax(axis=1)][rows]
    return policy

# %% wrong="improved_policy" why="untried actions keep their old probability and the winner gets the rest: greedy means that only the best have probability"
def improved_policy(q, old_policy, tried):
    values = np.where(tried, q, -np.inf)
    best = (values == values.max(axis=1, keepdims=True)) & tried
    known = np.where(tried, old_policy, 0.0).sum(axis=1, keepdims=True)
    shares = best / np.maximum(best.sum(axis=1, keepdims=True), 1)
    return np.where(tried, shares * known, old_policy)

# %% right="evaluate_policy" why="record does the playing, NumPy the statistics"
def evaluate_policy(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_episodes: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    if n_episodes < 2:
        raise ValueError(f"at least two episodes are needed, but n_episodes = {n_episodes}")
    returns = [sum(e.rewards) for e in record(env, policy, n_episodes, rng)]
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n_episodes))

# %% right="evaluate_policy" why="own loop, rng.choice for the actions, the statistics module"
import statistics


def evaluate_policy(env, policy, n_episodes, rng):
    if not n_episodes >= 2:
        raise ValueError(f"no standard error from {n_episodes} episodes")
    returns = []
    seed = int(rng.integers(2**31 - 1))
    for _ in range(n_episodes):
        state, _info = env.reset(seed=seed)
        seed = None
        total, over = 0.0, False
        while not over:
            action = int(rng.choice(len(policy[state]), p=policy[state]))
            state, reward, terminated, truncated, _info = env.step(action)
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return statistics.fmean(returns), statistics.stdev(returns) / math.sqrt(n_episodes)

# %% right="evaluate_policy" why="Welford's running mean and squares, drawer for the actions, one loop with a helper"
def _play(env, draw, seed):
    state = int(env.reset(seed=seed)[0])
    collected = 0.0
    while True:
        obs, reward, terminated, truncated, _ = env.step(draw(state))
        collected += float(reward)
        if terminated or truncated:
            return collected
        state = int(obs)


def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes <= 1:
        raise ValueError("expected 2 or more episodes, got " + str(n_episodes))
    first_seed = rng.integers(0, 2**31).item()
    draw = drawer(policy, rng)
    mean = squares = 0.0
    for k in range(1, n_episodes + 1):
        g = _play(env, draw, first_seed if k == 1 else None)
        delta = g - mean
        mean += delta / k
        squares += delta * (g - mean)
    return mean, math.sqrt(squares / (n_episodes - 1) / n_episodes)

# %% wrong="evaluate_policy" why="np.std divides by n: the sample standard deviation has n - 1"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return float(returns.mean()), float(returns.std() / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="only the last reward of an episode counts, not the return: right where rewards come at the end only"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    returns = np.array([e.rewards[-1] for e in record(env, policy, n_episodes, rng)])
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="the error does not say how many episodes came"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError("at least 2 episodes are needed: the sample deviation divides by n - 1")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="looks at terminated only: an episode cut off by a step limit goes on; whole episodes end there too"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    draw, returns = drawer(policy, rng), []
    for i in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if i == 0 else None)
        total, done = 0.0, False
        for _ in range(1_000_000):
            state, r, done, _, _ = env.step(draw(int(state)))
            total += float(r)
            if done:
                break
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="a fresh seed from rng for every reset: none after the first"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    draw, returns = drawer(policy, rng), []
    for _ in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)))
        total, over = 0.0, False
        while not over:
            state, r, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(r)
            over = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="fixed seed 0 for the first reset: the environment's seed must be drawn from rng"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    draw, returns = drawer(policy, rng), []
    state, _ = env.reset(seed=0)
    for i in range(n_episodes):
        if i:
            state, _ = env.reset()
        total, over = 0.0, False
        while not over:
            state, r, terminated, truncated, _ = env.step(draw(int(state)))
            total += float(r)
            over = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="takes the most probable action instead of drawing one: follow the policy"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    returns, greedy = [], policy.argmax(axis=1)
    for i in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if i == 0 else None)
        total, over = 0.0, False
        while not over:
            state, r, terminated, truncated, _ = env.step(int(greedy[int(state)]))
            total += float(r)
            over = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="actions drawn by the global np.random: all randomness comes from rng"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    returns = []
    for i in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if i == 0 else None)
        total, over = 0.0, False
        while not over:
            action = int(np.random.choice(policy.shape[1], p=policy[int(state)]))
            state, r, terminated, truncated, _ = env.step(action)
            total += float(r)
            over = terminated or truncated
        returns.append(total)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="refuses fewer than one episode only; with one the standard error is NaN instead of a ValueError"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 1:
        raise ValueError(f"got {n_episodes} episodes")
    returns = np.array([sum(e.rewards) for e in record(env, policy, n_episodes, rng)])
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))

# %% wrong="evaluate_policy" why="discounts with 0.99: the undiscounted return is wanted"
def evaluate_policy(env, policy, n_episodes, rng):
    if n_episodes < 2:
        raise ValueError(f"got {n_episodes} episodes, need at least 2")
    returns = np.array(
        [discounted_returns(e.rewards, 0.99)[0] for e in record(env, policy, n_episodes, rng)]
    )
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n_episodes))

# %% right="td_prediction" why="lists, step size (10/(9+n))^0.6, mean over visits of the second half, last estimate where that half has no visit"
def td_prediction(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_steps: int,
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    n_states = len(policy)
    values, visits = [0.0] * n_states, [0] * n_states
    sums, counts = [0.0] * n_states, [0] * n_states
    draw = drawer(policy, rng)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        observation, reward, terminated, truncated, _ = env.step(draw(state))
        after = int(observation)
        visits[state] += 1
        target = float(reward) + (0.0 if terminated else gamma * values[after])
        values[state] += (10 / (9 + visits[state])) ** 0.6 * (target - values[state])
        if 2 * step >= n_steps:
            sums[state] += values[state]
            counts[state] += 1
        if terminated or truncated:
            if step + 1 < n_steps:
                after = int(env.reset()[0])
        state = after
    return np.array(
        [s / n if n else v for s, n, v in zip(sums, counts, values)], dtype=np.float64
    )

# %% right="td_prediction" why="arrays, rng.choice, a constant step size of 0.1 and the mean of the second half, resets after every end"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, n_actions = policy.shape
    values = np.zeros(n_states)
    late_sum, late_n = np.zeros(n_states), np.zeros(n_states, dtype=int)
    state, _ = env.reset(seed=int(rng.integers(2**31)))
    for step in range(n_steps):
        action = int(rng.choice(n_actions, p=policy[int(state)]))
        following, reward, terminated, truncated, _ = env.step(action)
        bootstrap = 0.0 if terminated else values[following]
        values[state] += 0.1 * (reward + gamma * bootstrap - values[state])
        if step >= n_steps // 2:
            late_sum[state] += values[state]
            late_n[state] += 1
        state = env.reset()[0] if terminated or truncated else following
    late = late_n > 0
    values[late] = late_sum[late] / late_n[late]
    return values

# %% right="td_prediction" why="a generator of transitions, 1/n^0.6, running mean of the second half"
def _transitions(env, policy, n_steps, rng):
    draw = drawer(policy, rng)
    state, seed, over = -1, int(rng.integers(2**31)), True
    for _ in range(n_steps):
        if over:
            state = int(env.reset(seed=seed)[0])
            seed = None
        after, reward, terminated, truncated, _ = env.step(draw(state))
        yield state, float(reward), int(after), bool(terminated)
        state, over = int(after), terminated or truncated


def td_prediction(env, policy, n_steps, gamma, rng):
    v = [0.0] * policy.shape[0]
    n = [0] * policy.shape[0]
    mean, m = v.copy(), n.copy()
    for t, (s, r, s2, end) in enumerate(_transitions(env, policy, n_steps, rng)):
        n[s] += 1
        v[s] += n[s] ** -0.6 * (r + gamma * v[s2] * (1 - end) - v[s])
        if t < n_steps // 2:
            mean[s] = v[s]
        else:
            m[s] += 1
            mean[s] = v[s] if m[s] == 1 else mean[s] + (v[s] - mean[s]) / m[s]
    return np.array(mean)

# %% wrong="td_prediction" why="truncated is taken for the end: only terminated cuts the bootstrap"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = [0.0] * n_states, [0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        done = terminated or truncated
        n[s] += 1
        v[s] += n[s] ** -0.6 * (float(r) + gamma * v[int(s2)] * (not done) - v[s])
        s = int(env.reset()[0]) if done else int(s2)
    return np.array(v)

# %% wrong="td_prediction" why="bootstraps from the first state of the next episode where the limit cut: V(S_T) is meant"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = [0.0] * n_states, [0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        if terminated or truncated:
            s2 = env.reset()[0]
        n[s] += 1
        v[s] += n[s] ** -0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        s = int(s2)
    return np.array(v)

# %% wrong="td_prediction" why="a state visited in the first half only gets 0: 0 is for states that were never left"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = np.zeros(n_states), np.zeros(n_states)
    total, count = np.zeros(n_states), np.zeros(n_states)
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for t in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        if t >= n_steps // 2:
            total[s] += v[s]
            count[s] += 1
        s = int(env.reset()[0]) if terminated or truncated else int(s2)
    return total / np.maximum(count, 1)

# %% wrong="td_prediction" why="finishes the last episode: more than n_steps steps are taken, no more and no less are allowed"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n, t = [0.0] * n_states, [0] * n_states, 0
    seed = int(rng.integers(2**31))
    while t < n_steps:
        s, over = int(env.reset(seed=seed)[0]), False
        seed = None
        while not over:
            s2, r, terminated, truncated, _ = env.step(draw(s))
            n[s] += 1
            t += 1
            v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
            s, over = int(s2), terminated or truncated
    return np.array(v)

# %% wrong="td_prediction" why="draws a seed from rng for every reset: none to the others"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = [0.0] * n_states, [0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        over = terminated or truncated
        s = int(env.reset(seed=int(rng.integers(2**31)))[0]) if over else int(s2)
    return np.array(v)

# %% wrong="td_prediction" why="NaN for states without a visit in the second half: a state that was never left keeps the estimate 0"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = np.zeros(n_states), np.zeros(n_states)
    total, count = np.zeros(n_states), np.zeros(n_states)
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for t in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        if t >= n_steps // 2:
            total[s] += v[s]
            count[s] += 1
        s = int(env.reset()[0]) if terminated or truncated else int(s2)
    with np.errstate(invalid="ignore"):
        return total / count

# %% wrong="td_prediction" why="optimistic first estimates of 1 stay where a state was never left: 0 is demanded"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v, n = [1.0] * n_states, [0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        s = int(env.reset()[0]) if terminated or truncated else int(s2)
    return np.array(v)

# %% wrong="td_prediction" why="takes the policy's most probable action: values under the policy as it is are wanted"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, best = len(policy), policy.argmax(axis=1).tolist()
    v, n = [0.0] * n_states, [0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for _ in range(n_steps):
        s2, r, terminated, truncated, _ = env.step(best[s])
        n[s] += 1
        v[s] += (10 / (9 + n[s])) ** 0.6 * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        s = int(env.reset()[0]) if terminated or truncated else int(s2)
    return np.array(v)

# %% wrong="td_prediction" why="the step size shrinks with the step number of all states together, 1/t: far too fast, the error stays above 0.35"
def td_prediction(env, policy, n_steps, gamma, rng):
    n_states, draw = len(policy), drawer(policy, rng)
    v = [0.0] * n_states
    s = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for t in range(1, n_steps + 1):
        s2, r, terminated, truncated, _ = env.step(draw(s))
        v[s] += 1 / t * (float(r) + gamma * v[int(s2)] * (not terminated) - v[s])
        s = int(env.reset()[0]) if terminated or truncated else int(s2)
    return np.array(v)

# %% right="lake_figure" why="heatmap helper of the course, set_clim, one colour bar for both panels"
def lake_figure(
    estimate: NDArray[np.float64], exact: NDArray[np.float64], blank: NDArray[np.bool_]
) -> Figure:
    figure, panels = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    shown = {
        "estimate": np.where(blank, np.nan, estimate),
        "exact": np.where(blank, np.nan, exact),
    }
    high = float(np.nanmax(shown["exact"]))
    for axes, (title, values) in zip(panels, shown.items()):
        image = plots.heatmap(axes, values, value_format="{:.3f}")
        image.set_clim(0, high)
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels.tolist(), label="value")
    largest = float(np.nanmax(np.abs(shown["estimate"] - shown["exact"])))
    figure.suptitle(f"Largest difference: {largest:.3f}")
    return figure

# %% right="lake_figure" why="bare Figure, imshow of masked arrays with vmin and vmax, a colour bar for each panel"
def lake_figure(estimate, exact, blank):
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    top = exact[~blank].max()
    for axes, values, title in (
        (left, estimate, "The estimate by TD(0)"),
        (right, exact, "The exact values"),
    ):
        image = axes.imshow(
            np.ma.masked_array(values, mask=blank), vmin=0.0, vmax=top, cmap="viridis", origin="upper"
        )
        axes.set_title(title)
        axes.set_xlabel("column")
        axes.set_ylabel("row")
        figure.colorbar(image, ax=axes)
    difference = np.abs(estimate - exact)[~blank].max()
    figure.suptitle("largest difference {:.3f}".format(difference))
    return figure

# %% right="lake_figure" why="pcolormesh with an inverted y axis and a shared Normalize"
from matplotlib.colors import Normalize


def lake_figure(estimate, exact, blank):
    a, b = (np.ma.masked_where(blank, np.array(x, dtype=float)) for x in (estimate, exact))
    norm = Normalize(vmin=0, vmax=float(b.max()))
    fig, (left, right) = plt.subplots(nrows=1, ncols=2)
    for ax, values, word in ((left, a, "estimate"), (right, b, "exact")):
        mesh = ax.pcolormesh(values, norm=norm, edgecolors="white")
        ax.invert_yaxis()
        ax.set_aspect("equal")
        ax.set(title=word, xlabel="x", ylabel="y")
    fig.colorbar(mesh, ax=(left, right))
    fig.suptitle(f"estimate and exact values differ by {abs(a - b).max():.3f} at most")
    return fig

# %% right="lake_figure" why="plt.figure with add_subplot, matshow-free imshow with NaN copies, colour bar in an axes of its own by add_axes"
def _hidden(values, blank):
    copy = values.astype(float).copy()
    copy[blank] = np.nan
    return copy


def lake_figure(estimate, exact, blank):
    fig = plt.figure(figsize=(8, 3.5))
    grid = fig.add_gridspec(1, 2, right=0.85)
    e, x = _hidden(estimate, blank), _hidden(exact, blank)
    images = []
    for k, (values, title) in enumerate([(e, "Estimate"), (x, "Exact")]):
        ax = fig.add_subplot(grid[0, k])
        images.append(ax.imshow(values, cmap="magma", clim=(0, np.nanmax(x))))
        ax.set(title=title, xlabel="column of the lake", ylabel="row of the lake")
        ax.grid(False)
    bar = fig.add_axes([0.88, 0.15, 0.02, 0.7])
    fig.colorbar(images[-1], cax=bar).set_label("value")
    fig.suptitle(f"max |estimate - exact| = {np.nanmax(np.abs(e - x)):.3f}")
    return fig

# %% wrong="lake_figure" why="the scale goes to the largest value of both arrays: the largest EXACT value that is shown"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    high = max(np.nanmax(a), np.nanmax(b))
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=high)
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(a - b)):.3f}")
    return figure

# %% wrong="lake_figure" why="the largest exact value is taken over all cells, also the blank ones: that is shown"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=exact.max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(a - b)):.3f}")
    return figure

# %% wrong="lake_figure" why="exact minus estimate without the absolute value: estimates that are too high do not count"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(b))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(b - a):.3f}")
    return figure

# %% wrong="lake_figure" why="blanks are written into the arguments: estimate and exact are not to be changed"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    estimate[blank] = np.nan
    exact[blank] = np.nan
    for axes, values, title in zip(panels, (estimate, exact), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(exact))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(estimate - exact)):.3f}")
    return figure

# %% wrong="lake_figure" why="rounded to three decimals but printed without trailing zeros: 0.05 instead of three decimals"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(b))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {round(float(np.nanmax(np.abs(a - b))), 3)}")
    return figure

# %% wrong="lake_figure" why="the difference is taken over all cells, blank ones included: in a cell that is shown"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(b))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.abs(estimate - exact).max():.3f}")
    return figure

# %% wrong="lake_figure" why="origin lower: row 0 stands at the bottom instead of on top"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(b), origin="lower")
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(a - b)):.3f}")
    return figure

# %% wrong="lake_figure" why="the scale begins at the smallest exact value, not at 0"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=np.nanmin(b), vmax=np.nanmax(b))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(a - b)):.3f}")
    return figure

# %% wrong="lake_figure" why="blank cells are 0 instead of empty"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, 0.0, estimate), np.where(blank, 0.0, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=b.max())
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.abs(a - b).max():.3f}")
    return figure

# %% wrong="lake_figure" why="the right panel has no y label: both axes of both panels have labels"
def lake_figure(estimate, exact, blank):
    figure, panels = plt.subplots(1, 2)
    a, b = np.where(blank, np.nan, estimate), np.where(blank, np.nan, exact)
    for axes, values, title in zip(panels, (a, b), ("estimate", "exact")):
        image = axes.imshow(values, vmin=0, vmax=np.nanmax(b))
        axes.set(title=title, xlabel="column")
    panels[0].set_ylabel("row")
    figure.colorbar(image, ax=panels)
    figure.suptitle(f"largest difference {np.nanmax(np.abs(a - b)):.3f}")
    return figure
