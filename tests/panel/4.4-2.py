# %% right="new_q_table" why="np.full with its dtype, a loop over both spaces"
def new_q_table(env, initial_value=0.0):
    for name, space in (("observation", env.observation_space), ("action", env.action_space)):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"the {name} space is a {type(space).__name__}, expected Discrete")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64)

# %% right="new_q_table" why="structural pattern matching in a helper, zeros plus a number"
def _size(space):
    match space:
        case spaces.Discrete(n=n):
            return int(n)
        case _:
            raise ValueError(f"a table needs Discrete spaces, and here came {space.__class__.__name__}: {space}")


def new_q_table(env: gym.Env[Any, Any], initial_value: float = 0.0) -> NDArray[np.float64]:
    return np.zeros((_size(env.observation_space), _size(env.action_space))) + float(initial_value)

# %% right="new_q_table" why="collects the wrong ones first, empty and fill, repr of the space in the message"
def new_q_table(env, initial_value=0.0):
    both = [env.observation_space, env.action_space]
    wrong = [repr(space) for space in both if not isinstance(space, gym.spaces.Discrete)]
    if wrong:
        raise ValueError("not discrete: " + " and ".join(wrong))
    q = np.empty([space.n for space in both], dtype=float)
    q.fill(initial_value)
    return q

# %% wrong="new_q_table" why="dtype is guessed from the value: a float64 array, also for the integer 0"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected a Discrete space, not {type(space).__name__}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value)

# %% wrong="new_q_table" why="unwrapped: a wrapper may have changed them, ask the one that you got"
def new_q_table(env, initial_value=0.0):
    world = env.unwrapped
    for space in (world.observation_space, world.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected a Discrete space, not {type(space).__name__}")
    return np.full((world.observation_space.n, world.action_space.n), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="hasattr n lets a MultiBinary through: where a space is not Discrete it raises a ValueError"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not hasattr(space, "n"):
            raise ValueError(f"expected a Discrete space, not {type(space).__name__}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="the action space is not checked: one of the two spaces is not discrete"
def new_q_table(env, initial_value=0.0):
    if not isinstance(env.observation_space, spaces.Discrete):
        raise ValueError(f"expected a Discrete space, not {type(env.observation_space).__name__}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="always says Box: the message says what kind of space came"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError("expected Discrete spaces, not a Box")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="zeros whatever is asked for: filled with initial_value"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected a Discrete space, not {type(space).__name__}")
    return np.zeros((env.observation_space.n, env.action_space.n), dtype=np.float64)

# %% wrong="new_q_table" why="names the observation space's kind where the action space is the wrong one: the message names its kind"
def new_q_table(env, initial_value=0.0):
    states, actions = env.observation_space, env.action_space
    if not (isinstance(states, spaces.Discrete) and isinstance(actions, spaces.Discrete)):
        raise ValueError(f"both spaces must be discrete, this one is {type(states).__name__}")
    return np.full((states.n, actions.n), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="counts the transition table: reads the numbers from the environment's spaces"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected a Discrete space, not {type(space).__name__}")
    model = env.unwrapped.P
    return np.full((len(model), len(model[0])), initial_value, dtype=np.float64)

# %% wrong="new_q_table" why="a TypeError: it raises a ValueError"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise TypeError(f"expected a Discrete space, not {type(space).__name__}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64)

# %% right="epsilon_greedy" why="early return, flatnonzero, choice"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))

# %% right="epsilon_greedy" why="one draw from the probabilities of the policy"
def epsilon_greedy(values, epsilon, rng):
    is_best = values == np.max(values)
    policy = epsilon / values.size + (1.0 - epsilon) * is_best / is_best.sum()
    return int(rng.choice(values.size, p=policy))

# %% right="epsilon_greedy" why="argmax in a shuffled order"
def epsilon_greedy(values, epsilon, rng):
    order = rng.permutation(len(values))
    explores = rng.random() < epsilon
    return int(order[0] if explores else order[np.argmax(values[order])])

# %% right="epsilon_greedy" why="plain Python list of candidates"
def epsilon_greedy(values: NDArray[np.float64], epsilon: float, rng: np.random.Generator) -> int:
    numbers = values.tolist()
    candidates = list(range(len(numbers)))
    if not rng.random() < epsilon:
        top = max(numbers)
        candidates = [action for action in candidates if numbers[action] == top]
    return candidates[rng.integers(len(candidates))]

# %% right="epsilon_greedy" why="random keys for the best actions"
def epsilon_greedy(values, epsilon, rng):
    keys = rng.random(values.shape)
    if rng.random() >= epsilon:
        keys[values < values.max()] = -1.0
    return int(keys.argmax())

# %% wrong="epsilon_greedy" why="best starts at 0, so where all values are negative nothing beats it: otherwise one of the best"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    best, ties = 0.0, [0]
    for action, value in enumerate(values):
        if value > best:
            best, ties = value, [action]
        elif value == best and action not in ties:
            ties.append(action)
    return int(rng.choice(ties))

# %% wrong="epsilon_greedy" why="first or last of the best: each of them with the same probability, three ties leave one out"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    first = int(np.argmax(values))
    last = len(values) - 1 - int(np.argmax(values[::-1]))
    return first if rng.random() < 0.5 else last

# %% wrong="epsilon_greedy" why="isclose takes nearly best actions for best: otherwise one of the best (only equally good ones share)"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(np.isclose(values, values.max()))))

# %% wrong="epsilon_greedy" why="ties are broken by a little noise, which also overturns small differences: otherwise one of the best"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values + rng.uniform(0.0, 1e-3, size=len(values))))

# %% wrong="epsilon_greedy" why="NumPy's global generator: rng is where all randomness comes from"
def epsilon_greedy(values, epsilon, rng):
    if np.random.rand() < epsilon:
        return int(np.random.randint(len(values)))
    return int(np.random.choice(np.flatnonzero(values == values.max())))

# %% wrong="epsilon_greedy" why="writes minus infinity into the values: not changed"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    values[values < values.max()] = -np.inf
    return int(rng.choice(np.flatnonzero(np.isfinite(values))))

# %% wrong="epsilon_greedy" why="the coin comes from rng, the tie from Python's random: where all randomness comes from"
def epsilon_greedy(values, epsilon, rng):
    import random

    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    best = [action for action, value in enumerate(values) if value == max(values)]
    return random.choice(best)

# %% wrong="epsilon_greedy" why="explores among the others alone: from all actions, the best one included"
def epsilon_greedy(values, epsilon, rng):
    best = np.flatnonzero(values == values.max())
    others = np.flatnonzero(values < values.max())
    if len(others) and rng.random() < epsilon:
        return int(rng.choice(others))
    return int(rng.choice(best))

# %% wrong="epsilon_greedy" why="argmax: equally good actions are equally likely"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values))

# %% right="q_learning_step" why="target on its own line"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward if terminated else reward + gamma * q[next_state].max()
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)

# %% right="q_learning_step" why="mask by 1 - terminated, convex combination"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    old = float(q[state, action])
    target = reward + gamma * (1.0 - float(terminated)) * np.max(q[next_state, :])
    q[state, action] = (1.0 - step_size) * old + step_size * target
    return float(target - old)

# %% right="q_learning_step" why="helper, Python's max over a list, np.add.at"
def _worth(q, state, over):
    return 0.0 if over else max(q[state].tolist())


def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = float(reward + gamma * _worth(q, next_state, terminated) - q[state, action])
    np.add.at(q, (state, action), step_size * error)
    return error

# %% wrong="q_learning_step" why="the old value shrinks before the maximum is taken: wrong where S' is S, the target and the error are taken before the update"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    old = q[state, action]
    q[state, action] *= 1.0 - step_size
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    q[state, action] += step_size * target
    return float(target - old)

# %% wrong="q_learning_step" why="sets the terminal state's row to 0: only q[state, action] changes"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    if terminated:
        q[next_state] = 0.0  # nothing more can happen there
    error = reward + gamma * q[next_state].max() - q[state, action]
    q[state, action] += step_size * error
    return float(error)

# %% wrong="q_learning_step" why="the search for the maximum starts at 0: max over a of Q(S', a), negative values become 0"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    best = 0.0
    if not terminated:
        for value in q[next_state]:
            best = max(best, value)
    error = reward + gamma * best - q[state, action]
    q[state, action] += step_size * error
    return float(error)

# %% wrong="q_learning_step" why="ravel copies a table that does not lie row by row: in place"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    flat, place = q.ravel(), state * q.shape[1] + action
    target = reward if terminated else reward + gamma * q[next_state].max()
    error = target - flat[place]
    flat[place] += step_size * error
    return float(error)

# %% wrong="q_learning_step" why="the largest value of the whole table: max over a of Q(S', a)"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (not terminated) * gamma * np.amax(q)
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)

# %% wrong="q_learning_step" why="a positive reward is taken for the end of the story: only terminated ends it"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    at_goal = terminated or reward > 0
    target = reward if at_goal else reward + gamma * q[next_state].max()
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)

# %% wrong="q_learning_step" why="returns what the entry moved by: the error target - q[state, action]"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward if terminated else reward + gamma * q[next_state].max()
    change = step_size * (target - q[state, action])
    q[state, action] += change
    return float(change)

# %% wrong="q_learning_step" why="the error after the update: taken before the update"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward if terminated else reward + gamma * q[next_state].max()
    q[state, action] += step_size * (target - q[state, action])
    return float(target - q[state, action])

# %% right="sarsa_episode" why="always draws A', plain loop"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = float(reward)
        if not terminated:
            target += gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        over = terminated or truncated
    return total

# %% right="sarsa_episode" why="draws no action in a terminal state, early return"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    observation, _info = env.reset()
    here = int(observation), behaviour(int(observation))
    earned = []
    while True:
        observation, reward, terminated, truncated, _info = env.step(here[1])
        earned.append(float(reward))
        if terminated:
            q[here] += step_size * (reward - q[here])
            return sum(earned)
        there = int(observation), behaviour(int(observation))
        q[here] += step_size * (reward + gamma * q[there] - q[here])
        if truncated:
            return sum(earned)
        here = there

# %% right="sarsa_episode" why="generator of steps in a helper, convex combination"
def _steps(env, behaviour):
    state = int(env.reset()[0])
    action = int(behaviour(state))
    while True:
        after, reward, terminated, truncated, _ = env.step(action)
        after = int(after)
        following = None if terminated else int(behaviour(after))
        yield state, action, float(reward), after, following
        if terminated or truncated:
            return
        state, action = after, following


def sarsa_episode(env, q, behaviour, step_size, gamma):
    total = 0.0
    for state, action, reward, after, following in _steps(env, behaviour):
        future = 0.0 if following is None else gamma * q[after, following]
        q[state, action] = (1 - step_size) * q[state, action] + step_size * (reward + future)
        total += reward
    return total

# %% wrong="sarsa_episode" why="draws once for the target and again for the step: take that same A', call it once for each action"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, total = int(env.reset()[0]), 0.0
    while True:
        action = behaviour(state)
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        future = 0.0 if terminated else q[next_state, behaviour(next_state)]
        q[state, action] += step_size * (reward + gamma * future - q[state, action])
        total += float(reward)
        state = next_state
        if terminated or truncated:
            return total

# %% wrong="sarsa_episode" why="updates when the episode is over: update the table at once, after each step"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    diary, over = [], False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        diary.append((state, action, float(reward), next_state, next_action, terminated))
        state, action, over = next_state, next_action, terminated or truncated
    for s, a, r, s2, a2, end in diary:
        target = r if end else r + gamma * q[s2, a2]
        q[s, a] += step_size * (target - q[s, a])
    return sum(step[2] for step in diary)

# %% wrong="sarsa_episode" why="discounted: the undiscounted sum of the episode's rewards"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total, weight = 0.0, 1.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + gamma * q[next_state, next_action] * (not terminated)
        q[state, action] += step_size * (target - q[state, action])
        total += weight * float(reward)
        weight *= gamma
        state, action = next_state, next_action
        if terminated or truncated:
            return total

# %% wrong="sarsa_episode" why="the action just taken stands for A' where the episode was cut: choose A' for the state that was reached"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total = 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        over = terminated or truncated
        next_action = action if over else behaviour(next_state)  # nobody acts after the end
        target = reward if terminated else reward + gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        if over:
            return total
        state, action = next_state, next_action

# %% wrong="sarsa_episode" why="the value from the last target is carried along and is stale where S', A' is S, A: Q(S, A) + alpha (target - Q(S, A))"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    value, total = q[state, action], 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        next_value = 0.0 if terminated else q[next_state, next_action]
        q[state, action] = value + step_size * (reward + gamma * next_value - value)
        total += float(reward)
        if terminated or truncated:
            return total
        state, action, value = next_state, next_action, next_value

# %% wrong="sarsa_episode" why="gives up after 1000 steps: only these two end an episode, however long it is"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total = 0.0
    for _ in range(1000):
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward if terminated else reward + gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        if terminated or truncated:
            break
    return total

# %% wrong="sarsa_episode" why="an end of both kinds bootstraps: if it terminated, the target is R alone"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total = 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = float(reward)
        if truncated or not terminated:
            target += gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        if terminated or truncated:
            return total

# %% wrong="sarsa_episode" why="seeds the reset: call env.reset() without a seed"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset(seed=0)[0])
    action = behaviour(state)
    total = 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward if terminated else reward + gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        if terminated or truncated:
            return total

# %% wrong="sarsa_episode" why="leaves the environment reset for the next episode: reset once"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total = 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward if terminated else reward + gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        if terminated or truncated:
            env.reset()
            return total
        state, action = next_state, next_action

# %% wrong="sarsa_episode" why="either end cuts the target: if it was truncated use Q(S', A') as ever"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = int(env.reset()[0])
    action = behaviour(state)
    total, done = 0.0, False
    while not done:
        observation, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward if done else reward + gamma * q[next_state, next_action]
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
    return total

# %% wrong="sarsa_episode" why="the best next action in the target: the action that the agent will really take next"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, total = int(env.reset()[0]), 0.0
    while True:
        action = behaviour(state)
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        target = reward if terminated else reward + gamma * q[next_state].max()
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state = next_state
        if terminated or truncated:
            return total

# %% right="convergence_episode" why="loop over slices"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() >= level:
            return n
    return None

# %% right="convergence_episode" why="convolve with a guard, flatnonzero"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"a mean of {window} episodes makes no sense")
    array = np.array(returns, dtype=np.float64)
    if array.size < window:
        return None
    means = np.convolve(array, np.full(window, 1.0 / window), mode="valid")
    hits = np.flatnonzero(means >= level)
    return int(hits[0]) + window if hits.size else None

# %% right="convergence_episode" why="deque of the latest returns, enumerate from 1"
def convergence_episode(returns, level, window):
    import collections

    if not window >= 1:
        raise ValueError(f"window={window!r} is too small")
    latest = collections.deque(maxlen=window)
    for n_episodes, one in enumerate(np.asarray(returns).tolist(), start=1):
        latest.append(one)
        if n_episodes >= window and math.fsum(latest) / window >= level:
            return n_episodes

# %% right="convergence_episode" why="cumulative sums, next with a default"
def convergence_episode(returns, level, window):
    if window <= 0:
        raise ValueError(f"got a window of {window}: at least one episode is needed")
    sums = np.concatenate(([0.0], np.cumsum(np.asarray(returns, dtype=float))))
    means = (sums[window:] - sums[:-window]) / window if window < len(sums) else []
    return next((n for n, mean in enumerate(means, window) if mean >= level), None)

# %% wrong="convergence_episode" why="the convolution swaps its arguments where the window is longer: None where no full window is there"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    means = np.convolve(np.asarray(returns, dtype=float), np.ones(window) / window, mode="valid")
    reached = means >= level
    return int(reached.argmax()) + window if reached.any() else None

# %% wrong="convergence_episode" why="averages incomplete windows at the start: only full windows count"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    reached = np.flatnonzero(plots.moving_average(returns, window) >= level)
    return int(reached[0]) + 1 if len(reached) else None

# %% wrong="convergence_episode" why="only 0 is refused: a window below 1 is a ValueError"
def convergence_episode(returns, level, window):
    if window == 0:
        raise ValueError("the window is 0")
    values = np.asarray(returns, dtype=float)
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() >= level:
            return n
    return None

# %% wrong="convergence_episode" why="a fixed text: a ValueError that says which window came"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError("the window must be greater than 0")
    values = np.asarray(returns, dtype=float)
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() >= level:
            return n
    return None

# %% wrong="convergence_episode" why="binary search takes the means for ascending: for the first time"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    means = [values[n - window : n].mean() for n in range(window, len(values) + 1)]
    first = int(np.searchsorted(means, level))
    return first + window if first < len(means) else None

# %% wrong="convergence_episode" why="refuses a run that is shorter than the window: None where the level was never reached"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(returns, dtype=float), window)
    hits = np.flatnonzero(windows.mean(axis=1) >= level)
    return int(hits[0]) + window if hits.size else None

# %% wrong="convergence_episode" why="needs an array: returns is ArrayLike, a list has no mean"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    for n in range(window, len(returns) + 1):
        if returns[n - window : n].mean() >= level:
            return n
    return None

# %% wrong="convergence_episode" why="isclose's tolerance of 1e-5 counts means that are below the level: at least level"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for n in range(window, len(values) + 1):
        mean = values[n - window : n].mean()
        if mean > level or np.isclose(mean, level):
            return n
    return None

# %% wrong="convergence_episode" why="returns are cut to whole numbers: the mean of the latest window returns"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    sums = np.concatenate([[0], np.cumsum(np.asarray(returns).astype(np.int64))])
    for n in range(window, len(sums)):
        if sums[n] - sums[n - window] >= level * window:
            return n
    return None

# %% wrong="convergence_episode" why="asks for more than the level: being equal is enough"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() > level:
            return n
    return None

# %% wrong="convergence_episode" why="shifts the returns in place: not changed"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    values -= level
    for n in range(window, len(values) + 1):
        if values[n - window : n].sum() >= 0.0:
            return n
    return None

# %% right="q_heatmap" why="imshow with NaN, one bar for all"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, (panel, name) in enumerate(zip(axes.ravel(), action_names, strict=True)):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=name, xlabel="column", ylabel="row")
        panel.grid(visible=False)
    figure.colorbar(image, ax=axes.ravel().tolist(), label="action value")
    return figure

# %% right="q_heatmap" why="bare Figure, pcolormesh with the y axis turned round, masked arrays, a bar at each panel"
def q_heatmap(q, shape, action_names, blank, lowest):
    n_rows, n_columns = shape
    cells = np.ma.masked_array(q, np.repeat(blank[:, None], q.shape[1], axis=1)).reshape(n_rows, n_columns, -1)
    figure = Figure(figsize=(6, 2.5 * len(action_names)), layout="constrained")
    for number, name in enumerate(action_names):
        panel = figure.add_subplot(len(action_names), 1, number + 1)
        mesh = panel.pcolormesh(cells[:, :, number], vmin=lowest, vmax=float(cells.max()), cmap="magma")
        panel.invert_yaxis()
        panel.set_title(f"action: {name}")
        panel.set_xlabel("column of the grid")
        panel.set_ylabel("row of the grid")
        figure.colorbar(mesh, ax=panel)
    return figure

# %% right="q_heatmap" why="two panels a row with the empty one removed, shared Normalize, bar made from a ScalarMappable"
def q_heatmap(q, shape, action_names, blank, lowest):
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    table = q.astype(float, copy=True)
    table[blank, :] = np.nan
    scale = Normalize(vmin=lowest, vmax=float(np.nanmax(table)))
    n = len(action_names)
    fig, grid = plt.subplots(-(-n // 2), 2, squeeze=False, layout="constrained")
    for ax in grid.flat[n:]:
        ax.remove()
    panels = list(grid.flat[:n])
    for ax, name, column in zip(panels, action_names, table.T):
        ax.imshow(column.reshape(shape), norm=scale, cmap="cividis", aspect="auto", interpolation="nearest")
        ax.set_title(name)
        ax.set_xlabel("x (column)")
        ax.set_ylabel("y (row)")
    fig.colorbar(ScalarMappable(norm=scale, cmap="cividis"), ax=panels, location="bottom", label="Q")
    return fig

# %% right="q_heatmap" why="the course's heatmap, its limits set afterwards"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = max(max(row) for row, empty in zip(q.tolist(), blank.tolist()) if not empty)
    figure, panels = plt.subplots(len(action_names), 1, figsize=(7, 2.6 * len(action_names)))
    for panel, name, action in zip(np.atleast_1d(panels), action_names, range(q.shape[1])):
        values = q[:, action].copy()
        values[blank] = np.nan
        image = plots.heatmap(panel, values.reshape(shape), annotate=False, colour_label="value")
        image.set_clim(lowest, highest)
        panel.set(title=name, xlabel="column", ylabel="row")
    return figure

# %% wrong="q_heatmap" why="the scale ends at 0 always: it ends at the largest value of a state that is not blank"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=0.0)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="starts at the smallest value where that is above lowest: the same colours from lowest"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = q[~blank]
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=max(lowest, shown.min()), vmax=shown.max())
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="the bar belongs to no image and goes from 0 to 1: a colour bar of this scale"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        panel.imshow(values, vmin=lowest, vmax=q[~blank].max(), cmap="viridis")
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(cmap="viridis"), ax=axes.ravel().tolist(), label="value")
    return figure

# %% wrong="q_heatmap" why="writes NaN into the caller's table: q is not changed"
def q_heatmap(q, shape, action_names, blank, lowest):
    q[blank] = np.nan
    highest = np.nanmax(q)
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        image = panel.imshow(q[:, action].reshape(shape), vmin=lowest, vmax=highest)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="no squeeze=False: a table with one action has no array of axes, one panel for each action"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), figsize=(10, 3))
    for action, panel in enumerate(axes):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes)
    return figure

# %% wrong="q_heatmap" why="axis labels are exchanged: columns run along x, rows along y"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set_title(action_names[action])
        panel.set_xlabel("row")
        panel.set_ylabel("column")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="a colour map of its own for each action: one and the same colour scale in all panels"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(12, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        cmap = ["Blues", "Oranges", "Greens", "Purples"][action % 4]
        image = panel.imshow(values, vmin=lowest, vmax=highest, cmap=cmap)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
        figure.colorbar(image, ax=panel)
    return figure

# %% wrong="q_heatmap" why="each panel ends at its own largest value: one and the same colour scale in all panels"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=np.nanmax(values))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
        figure.colorbar(image, ax=panel)
    return figure

# %% wrong="q_heatmap" why="the largest value of blank states counts: the largest value that is shown"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=q.max())
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="only the outer panels are labelled: labels on both axes of each panel"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[action], xlabel="column")
    axes[0, 0].set_ylabel("row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% wrong="q_heatmap" why="row 0 at the bottom: row 0 on top"
def q_heatmap(q, shape, action_names, blank, lowest):
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, figsize=(10, 3))
    for action, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, action]).reshape(shape)
        image = panel.pcolormesh(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure

# %% right="greedy_animation" why="as in the hint"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)

# %% right="greedy_animation" why="generator of frames, greedy actions for all states beforehand"
def greedy_animation(env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int) -> FuncAnimation:
    greedy = np.argmax(q, axis=1).tolist()

    def pictures():
        state, over, n = int(env.reset()[0]), False, 0
        while True:
            yield np.copy(env.render())
            if over or n >= max_steps:
                return
            observation, _, terminated, truncated, _ = env.step(greedy[state])
            state, over, n = int(observation), terminated or truncated, n + 1

    return animations.from_frames(list(pictures()), interval_ms=300)

# %% right="greedy_animation" why="while with a counter, helper, deepcopy, ties by Python's index of the maximum"
def greedy_animation(env, q, max_steps):
    import copy

    frames = []

    def _sample():
        frames.append(copy.deepcopy(env.render()))

    observation, info = env.reset()
    _sample()
    left, done = max_steps, False
    while left > 0 and not done:
        row = q[int(observation)].tolist()
        observation, reward, terminated, truncated, info = env.step(row.index(max(row)))
        _sample()
        done = bool(terminated) or bool(truncated)
        left -= 1
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="keeps the array of render itself: keep a copy"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.asarray(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.asarray(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="goes on after a truncated step: until the episode ends"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, _, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated:
            break
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="seeds the reset: call env.reset() once and without a seed"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset(seed=0)
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="the first frame is taken in a reset of its own: reset once"
def greedy_animation(env, q, max_steps):
    env.reset()
    frames = [np.array(env.render())]
    state, over = env.reset()[0], False
    while not over and len(frames) <= max_steps:
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        over = terminated or truncated
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="long episodes are thinned out: one frame after each step"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    every = 1 + len(frames) // 40
    return animations.from_frames(frames[::every])

# %% wrong="greedy_animation" why="takes a step before it looks at max_steps: with 0 the first frame alone is left"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    n_steps = 0
    while True:
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        n_steps += 1
        if terminated or truncated or n_steps >= max_steps:
            return animations.from_frames(frames)

# %% wrong="greedy_animation" why="no frame of the last step: before the first step and after each step"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = []
    for _ in range(max_steps):
        frames.append(np.array(env.render()))
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)

# %% wrong="greedy_animation" why="stops when it meets a state again: until the episode ends or max_steps steps are done"
def greedy_animation(env, q, max_steps):
    state = int(env.reset()[0])
    frames, seen = [np.array(env.render())], {state}
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render()))
        if terminated or truncated or state in seen:
            break
        seen.add(state)
    return animations.from_frames(frames)

# %% right="train_taxi" why="own two functions' style: epsilon on a line, step size 1"
def train_taxi(env, n_episodes, rng):
    q = np.zeros((500, 6))
    lengths = np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        if episode == 0:
            state, _ = env.reset(seed=int(rng.integers(2**31)))
        else:
            state, _ = env.reset()
        over = False
        while not over:
            if rng.random() < epsilon:
                action = int(rng.integers(6))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            target = float(reward) + (0.0 if terminated else q[after].max())
            q[state, action] = target
            state, over = after, terminated or truncated
            lengths[episode] += 1
    return q, lengths

# %% right="train_taxi" why="lists while it learns, goes back over each episode in reverse order"
def train_taxi(env, n_episodes, rng):
    table = [[0.0] * 6 for _ in range(500)]
    lengths = []
    seeds = [int(rng.integers(2**31))] + [None] * max(n_episodes - 1, 0)
    for number in range(n_episodes):
        state = int(env.reset(seed=seeds[number])[0])
        epsilon = 0.8 * (1 - number / n_episodes)
        diary = []
        while True:
            row = table[state]
            if rng.random() < epsilon:
                action = int(rng.integers(6))
            else:
                top = max(row)
                ties = [a for a in range(6) if row[a] == top]
                action = ties[int(rng.integers(len(ties)))]
            seen, reward, terminated, truncated, _ = env.step(action)
            diary.append((state, action, float(reward), int(seen), terminated))
            state = int(seen)
            if terminated or truncated:
                break
        for s, a, r, s2, end in reversed(diary):
            target = r if end else r + max(table[s2])
            table[s][a] = target  # nothing is noisy: a step size of 1
        lengths.append(len(diary))
    return np.array(table, dtype=np.float64), np.array(lengths, dtype=np.int64)

# %% right="train_taxi" why="remembers what each pair led to and goes over a random part of it again (Dyna-Q), class with helpers"
class _Learner:
    def __init__(self, rng):
        self.q, self.rng, self.known = np.zeros((500, 6)), rng, {}

    def choose(self, state, epsilon):
        if self.rng.random() < epsilon:
            return int(self.rng.integers(6))
        return int((self.q[state] + 1e-9 * self.rng.random(6)).argmax())

    def learn(self, state, action):
        reward, after, end = self.known[state, action]
        self.q[state, action] = reward + (0.0 if end else self.q[after].max())


def train_taxi(env, n_episodes, rng):
    learner = _Learner(rng)
    lengths = np.empty(n_episodes, dtype=np.int64)
    for episode in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31))) if not episode else env.reset()
        epsilon, n, over = max(0.0, 0.6 - episode / n_episodes), 0, False
        while not over:
            action = learner.choose(state, epsilon)
            after, reward, terminated, truncated, _ = env.step(action)
            learner.known[state, action] = float(reward), after, terminated
            learner.learn(state, action)
            state, n, over = after, n + 1, terminated or truncated
        pairs = list(learner.known)
        for place in rng.integers(len(pairs), size=50):
            learner.learn(*pairs[place])
        lengths[episode] = n
    return learner.q, lengths

# %% wrong="train_taxi" why="either end cuts the target: only terminated cuts the target"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done = False
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not done) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="every reset gets a seed: env.reset(), without a seed, in all others"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)))
        done = False
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="explores by env.action_space.sample(): all of your randomness comes from rng"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done = False
        while not done:
            action = int(env.action_space.sample() if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="breaks off at 100 steps although the environment goes on: played to their end"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        for n in range(1, 101):
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            if terminated or truncated:
                break
        lengths[episode] = n
    return q, lengths

# %% wrong="train_taxi" why="the table is a default argument and lives on: the whole training, a second call goes on with (and returns) the first one's table"
def train_taxi(env, n_episodes, rng, q=np.zeros((500, 6))):
    lengths = np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done = False
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="the first reset has a fixed seed: all of your randomness comes from rng, the environment's too"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset() if episode else env.reset(seed=0)
        done = False
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="resets at the end of the last episode too: no other resets"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    state, _ = env.reset(seed=int(rng.integers(2**31)))
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        done = False
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
        state, _ = env.reset()
    return q, lengths

# %% wrong="train_taxi" why="stops when it drives well and hands back fewer lengths: n_episodes episodes, shape [n_episodes]"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), []
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done, n = False, 0
        while not done:
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(np.flatnonzero(q[state] == q[state].max())))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state, n = after, n + 1
        lengths.append(n)
        if episode > 100 and np.mean(lengths[-50:]) < 14:
            break
    return q, np.array(lengths)

# %% wrong="train_taxi" why="a generator of its own explores: all of your randomness comes from rng"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    coin = np.random.default_rng(44)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done = False
        while not done:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(coin.integers(6) if coin.random() < epsilon else coin.choice(best))
            after, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
            lengths[episode] += 1
    return q, lengths

# %% wrong="train_taxi" why="only steps of episodes that arrived count, the others have length 0: the number of steps of each training episode"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        done, n = False, 0
        while not done:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            after, reward, terminated, truncated, _ = env.step(action)
            done, n = terminated or truncated, n + 1
            q[state, action] = reward + (not terminated) * q[after].max()
            state = after
        if terminated:
            lengths[episode] = n
    return q, lengths
