# Answers to the exercises of part 4.4, as students write them: right ones get every point, wrong ones lose the hidden test.

# %% right="new_q_table" why="zeros plus a value, sizes read one by one"
def new_q_table(env, initial_value=0.0):
    observations, actions = env.observation_space, env.action_space
    if type(observations) is not spaces.Discrete or type(actions) is not spaces.Discrete:
        raise ValueError("discrete spaces only, not " + repr(observations) + " and " + repr(actions))
    return np.zeros((observations.n, actions.n)) + initial_value


# %% wrong="new_q_table" why="an integer initial value makes an integer table" passes="visible"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value)


# %% wrong="new_q_table" why="ignores the initial value" passes="visible"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return np.zeros((env.observation_space.n, env.action_space.n))


# %% wrong="new_q_table" why="looks at the observation space only" passes="visible"
def new_q_table(env, initial_value=0.0):
    if not isinstance(env.observation_space, spaces.Discrete):
        raise ValueError(f"not discrete: {env.observation_space}")
    return np.full((env.observation_space.n, getattr(env.action_space, "n", 1)), float(initial_value))


# %% wrong="new_q_table" why="a read-only view: one number seen as a whole table" passes="visible"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return np.broadcast_to(np.float64(initial_value), (env.observation_space.n, env.action_space.n))


# %% wrong="new_q_table" why="rows and columns exchanged"
def new_q_table(env, initial_value=0.0):
    if not isinstance(env.observation_space, spaces.Discrete):
        raise ValueError("not discrete")
    return np.full((env.action_space.n, env.observation_space.n), float(initial_value))


# %% wrong="new_q_table" why="lets the AttributeError of a continuous space through"
def new_q_table(env, initial_value=0.0):
    return np.full((env.observation_space.n, env.action_space.n), float(initial_value))


# %% wrong="new_q_table" why="knows the visible numbers only" passes="visible"
def new_q_table(env, initial_value=0.0):
    if env.spec.id != "Taxi-v4":
        raise ValueError("no taxi, but a Box")
    return np.zeros((500, 6))


# %% wrong="new_q_table" why="takes all that has an n for discrete: MultiBinary too" passes="visible"
def new_q_table(env, initial_value=0.0):
    for space in [env.observation_space, env.action_space]:
        if not hasattr(space, "n"):
            raise ValueError("a table cannot have this space: " + str(space))
    return np.array([[float(initial_value)] * int(env.action_space.n) for _ in range(env.observation_space.n)])


# %% wrong="new_q_table" why="single precision"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value, dtype=np.float32)


# %% right="epsilon_greedy" why="draws once from the probabilities of all actions"
def epsilon_greedy(values, epsilon, rng):
    values = np.asarray(values)
    best = values == np.max(values)
    probabilities = epsilon / len(values) + (1 - epsilon) * best / best.sum()
    return rng.choice(len(values), p=probabilities)


# %% right="epsilon_greedy" why="shuffles the actions and takes the first best one, in plain Python"
def epsilon_greedy(values, epsilon, rng):
    order = list(rng.permutation(len(values)))
    if not rng.random() >= epsilon:
        return int(order[0])
    return int(max(order, key=lambda action: values[action]))


# %% wrong="epsilon_greedy" why="argmax takes the first of equal maxima"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values))


# %% wrong="epsilon_greedy" why="explores among the other actions only"
def epsilon_greedy(values, epsilon, rng):
    best = np.flatnonzero(values == values.max())
    others = np.flatnonzero(values != values.max())
    if len(others) and rng.random() < epsilon:
        return int(rng.choice(others))
    return int(rng.choice(best))


# %% wrong="epsilon_greedy" why="epsilon is the share of greedy actions"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() > epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="draws from NumPy's global generator" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if np.random.random() < epsilon:
        return int(np.random.randint(len(values)))
    return int(np.random.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="breaks ties by the generator, explores by the global one" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if np.random.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="breaks ties with noise that changes the order of near values" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values + 0.5 * rng.random(len(values))))


# %% wrong="epsilon_greedy" why="breaks ties by writing noise into the table"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    values += 1e-9 * rng.random(len(values))
    return int(np.argmax(values))


# %% wrong="epsilon_greedy" why="the random draw never takes the last action"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(max(len(values) - 1, 1)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="returns an array of one action"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return rng.integers(len(values), size=1)
    return rng.choice(np.flatnonzero(values == values.max()), size=1)


# %% wrong="epsilon_greedy" why="starts from a maximum of 0: finds nothing where all values are negative" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    highest, best = 0.0, [0]
    for action, value in enumerate(values):
        if value > highest:
            highest, best = value, [action]
        elif value == highest:
            best.append(action)
    return int(rng.choice(best))


# %% wrong="epsilon_greedy" why="softmax instead of the maximum" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    weights = np.exp(values - values.max())
    return int(rng.choice(len(values), p=weights / weights.sum()))


# %% wrong="epsilon_greedy" why="hands the work to the finished library"
def epsilon_greedy(values, epsilon, rng):
    return int(rng.choice(len(values), p=tabular.epsilon_greedy_policy([values], epsilon)[0]))


# %% wrong="epsilon_greedy" why="knows the visible numbers only" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if values[0] == 0.5:
        return 1
    return int(rng.choice(3, p=[0.0, 0.5, 0.5] if epsilon == 0 else [0.1, 0.45, 0.45]))


# %% right="epsilon_greedy" why="keeps a list of the best in a loop"
def epsilon_greedy(values, epsilon, rng):
    if epsilon > 0 and rng.uniform() <= epsilon:
        return rng.choice(range(len(values)))
    best = []
    for action, value in enumerate(values):
        if not best or value > values[best[0]]:
            best = [action]
        elif value == values[best[0]]:
            best = best + [action]
    return best[int(len(best) * rng.random())]


# %% wrong="epsilon_greedy" why="takes values that are merely close for ties" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(np.isclose(values, values.max()))))


# %% wrong="epsilon_greedy" why="thinks of the cliff: always four actions" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(4))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="a generator of its own for the exploration, always seeded alike"
def epsilon_greedy(values, epsilon, rng):
    if np.random.default_rng(0).random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="one coin for exploration and action: the small numbers make small actions"
def epsilon_greedy(values, epsilon, rng):
    coin = rng.random()
    if coin < epsilon:
        return int(coin * len(values))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% right="q_learning_step" why="a mixture of old value and target, with numpy's max"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    old = q[state, action]
    target = reward + gamma * np.max(q[next_state]) * (not terminated)
    q[state, action] = (1 - step_size) * old + step_size * target
    return target - old


# %% wrong="q_learning_step" why="bootstraps from a terminal state"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = reward + gamma * q[next_state].max() - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="uses the same action in the next state: neither SARSA nor Q-learning"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q[next_state, action])
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="returns the error that is left after the update"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    q[state, action] += step_size * (target - q[state, action])
    return float(target - q[state, action])


# %% wrong="q_learning_step" why="drops the reward of a terminal step"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = 0.0 if terminated else reward + gamma * q[next_state].max()
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="maximum over the whole table" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q.max())
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="the mean over the next actions, as under a random policy"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q[next_state].mean())
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="the largest value in absolute terms" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * abs(q[next_state]).max())
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="knows that values are at least 0" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * max(0.0, q[next_state].max()))
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="leaves the old value out of the error" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    q[state, action] += step_size * target
    return float(target)


# %% wrong="q_learning_step" why="multiplies the step size into the returned error"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    change = step_size * (target - q[state, action])
    q[state, action] += change
    return float(change)


# %% wrong="q_learning_step" why="updates a copy of the row"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    row = q[state].copy()
    error = reward + (0.0 if terminated else gamma * q[next_state].max()) - row[action]
    row[action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="knows the visible numbers only" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = -1.0 if terminated else 8.0
    q[state, action] = -0.5 if terminated else 4.0
    return error


# %% right="q_learning_step" why="a list of the next values, an if for the end"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    best = max(list(q[next_state]))
    if terminated:
        best = 0
    td_error = (reward + gamma * best) - q[state][action]
    q[state][action] = q[state][action] + step_size * td_error
    return td_error


# %% wrong="q_learning_step" why="shrinks the entry first, and then looks at it where the state is its own next one" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    old = q[state, action]
    q[state, action] *= 1 - step_size
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    q[state, action] += step_size * target
    return float(target - old)


# %% wrong="q_learning_step" why="zeroes the values of a terminal state in the table" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    if terminated:
        q[next_state] = 0.0
    error = reward + gamma * q[next_state].max() - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% right="sarsa_episode" why="an endless loop with a break, and no choice after the end of the story"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    s, _ = env.reset()
    a = behaviour(s)
    total = 0
    while True:
        s2, r, terminated, truncated, _ = env.step(a)
        total += r
        if terminated:
            q[s, a] = (1 - step_size) * q[s, a] + step_size * r
            return total
        a2 = behaviour(s2)
        q[s, a] = (1 - step_size) * q[s, a] + step_size * (r + gamma * q[s2, a2])
        if truncated:
            return total
        s, a = s2, a2


# %% wrong="sarsa_episode" why="truncation cuts the bootstrap in the last step"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        target = reward + (0.0 if done else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="bootstraps through a terminal state" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        q[state, action] += step_size * (reward + gamma * q[next_state, next_action] - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="Q-learning: the maximum instead of the next action"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    done, total = False, 0.0
    while not done:
        action = behaviour(state)
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        target = reward + (0.0 if terminated else gamma * q[next_state].max())
        q[state, action] += step_size * (target - q[state, action])
        state, total = next_state, total + reward
    return total


# %% wrong="sarsa_episode" why="draws the next action anew, so that the one in the target is never taken" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    done, total = False, 0.0
    while not done:
        action = behaviour(state)
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        target = reward + (0.0 if terminated else gamma * q[next_state, behaviour(next_state)])
        q[state, action] += step_size * (target - q[state, action])
        state, total = next_state, total + reward
    return total


# %% wrong="sarsa_episode" why="the maximum in the last step of a truncated episode"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        future = q[next_state].max() if truncated else q[next_state, next_action]
        target = reward + (0.0 if terminated else gamma * future)
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="the action that was just taken stands in the target" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        target = reward + (0.0 if terminated else gamma * q[next_state, action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, behaviour(next_state), total + reward
    return total


# %% wrong="sarsa_episode" why="the returned return is discounted" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total, factor = behaviour(state), False, 0.0, 1.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action = next_state, next_action
        total, factor = total + factor * reward, factor * gamma
    return total


# %% wrong="sarsa_episode" why="ends only where the story ends, and steps on after the limit"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, terminated, total = behaviour(state), False, 0.0
    while not terminated:
        next_state, reward, terminated, _, _ = env.step(action)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="skips the update of the last step"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, total = behaviour(state), 0.0
    while True:
        next_state, reward, terminated, truncated, _ = env.step(action)
        total += reward
        if terminated or truncated:
            return total
        next_action = behaviour(next_state)
        q[state, action] += step_size * (reward + gamma * q[next_state, next_action] - q[state, action])
        state, action = next_state, next_action


# %% wrong="sarsa_episode" why="takes truncation for a termination where both come at once" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        over = terminated and not truncated
        target = reward + (0.0 if over else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="knows the visible numbers only" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    q[0, 1], q[1, 1] = 0.5, 0.5
    return -2.0


# %% right="sarsa_episode" why="one update behind: mends the last pair when the next action is known"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state = env.reset()[0]
    last, total = None, 0.0
    while True:
        action = behaviour(state)
        if last is not None:
            s, a, r = last
            q[s, a] += step_size * (r + gamma * q[state, action] - q[s, a])
        if last is not None and over:
            return total
        following, reward, terminated, over, _ = env.step(action)
        total += reward
        if terminated:
            q[state, action] += step_size * (reward - q[state, action])
            return total
        last, state = (state, action, reward), following


# %% wrong="sarsa_episode" why="seeds the reset: every episode of a training alike" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset(seed=0)
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="asks the behaviour about the state that it leaves" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="updates at the end of the episode, backwards" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, record = behaviour(state), False, []
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        record.append((state, action, reward, next_state, next_action, terminated))
        state, action = next_state, next_action
    if len(record) == 2:
        record.reverse()
    for s, a, r, s2, a2, end in reversed(record):
        q[s, a] += step_size * (r + (0.0 if end else gamma * q[s2, a2]) - q[s, a])
    return sum(step[2] for step in record)


# %% right="convergence_episode" why="a convolution, and the first index that is good enough"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError("window must be at least 1, not %d" % window)
    returns = np.asarray(returns, dtype=float)
    if returns.size < window:
        return None
    good = np.convolve(returns, np.ones(window), mode="valid") / window >= level - 1e-12
    return int(np.argmax(good)) + window if good.any() else None


# %% right="convergence_episode" why="a running sum over plain numbers"
def convergence_episode(returns, level, window):
    if window <= 0:
        raise ValueError(f"bad window {window}")
    returns = [float(value) for value in returns]
    total = 0.0
    for count, value in enumerate(returns, start=1):
        total += value
        if count > window:
            total -= returns[count - window - 1]
        if count >= window and total / window >= level:
            return count
    return None


# %% wrong="convergence_episode" why="counts from the first episode of the window"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for start in range(len(returns) - window + 1):
        if np.mean(returns[start : start + window]) >= level:
            return start
    return None


# %% wrong="convergence_episode" why="returns the index of the episode, one too small"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window - 1, len(returns)):
        if np.mean(returns[end - window + 1 : end + 1]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="averages incomplete windows at the start" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    means = plots.moving_average(np.asarray(returns, dtype=float), window)
    found = np.flatnonzero(means >= level)
    return int(found[0]) + 1 if len(found) else None


# %% wrong="convergence_episode" why="must exceed the level"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) > level:
            return end
    return None


# %% wrong="convergence_episode" why="forgets the last window"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns)):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="looks for the last window that is good enough"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    good = [end for end in range(window, len(returns) + 1) if np.mean(returns[end - window : end]) >= level]
    return good[-1] if good else None


# %% wrong="convergence_episode" why="looks for single episodes that are good enough"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for count, value in enumerate(returns, start=1):
        if value >= level:
            return count
    return None


# %% wrong="convergence_episode" why="demands that each of the latest returns is good enough"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1):
        if min(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="returns -1 where the level is never reached"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return -1


# %% wrong="convergence_episode" why="refuses only a window of 0" passes="visible"
def convergence_episode(returns, level, window):
    if window == 0:
        raise ValueError("the window is 0")
    for end in range(max(window, 1), len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="needs an array: a list has no mean" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1):
        if returns[end - window : end].mean() >= level:
            return end
    return None


# %% wrong="convergence_episode" why="knows the visible numbers only" passes="visible"
def convergence_episode(returns, level, window):
    if window == 0:
        raise ValueError("0")
    return {-2.0: 3, -1.5: 4}.get(level)


# %% wrong="convergence_episode" why="windows that do not overlap"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1, window):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="the median in place of the mean" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"window {window}")
    for end in range(window, len(returns) + 1):
        if np.median(returns[end - window : end]) >= level:
            return end
    return None


# %% right="q_heatmap" why="pcolormesh with masked arrays, panels in one row"
def q_heatmap(q, shape, action_names, blank, lowest):
    n_actions = len(action_names)
    values = np.ma.masked_array(q, mask=np.repeat(blank[:, None], n_actions, axis=1))
    figure, panels = plt.subplots(1, n_actions)
    panels = np.atleast_1d(panels)
    for action, panel in enumerate(panels):
        mesh = panel.pcolormesh(values[:, action].reshape(shape), vmin=lowest, vmax=values.max())
        panel.invert_yaxis()
        panel.set_title("action: " + action_names[action])
        panel.set_xlabel("column of the grid")
        panel.set_ylabel("row of the grid")
        figure.colorbar(mesh, ax=panel)
    return figure


# %% right="q_heatmap" why="the library's heatmap, its limits set afterwards"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = q.copy()
    shown[blank] = np.nan
    figure = plt.figure()
    for action, name in enumerate(action_names):
        panel = figure.add_subplot(len(action_names), 1, action + 1)
        image = plots.heatmap(panel, shown[:, action].reshape(shape), annotate=False)
        image.set_clim(lowest, np.nanmax(shown))
        panel.set(xlabel="column", ylabel="row", title=name)
    return figure


# %% wrong="q_heatmap" why="each panel has a colour scale of its own"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="the scale ends at each panel's own largest value"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        values = shown[:, action].reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=np.nanmax(values))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="blank states count for the scale"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=q.max())
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="rows and columns exchanged"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape[::-1]).T, vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="row 0 at the bottom"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown), origin="lower")
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="pcolormesh without turning the axis: upside down"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.pcolormesh(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="turns an image upside down by its limits"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.invert_yaxis()
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="column 0 on the right"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.invert_xaxis()
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="blank states are drawn"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(q[:, action].reshape(shape), vmin=lowest, vmax=q[~blank].max())
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="writes NaN into the caller's table"
def q_heatmap(q, shape, action_names, blank, lowest):
    q[blank] = np.nan
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(q[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(q))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="no colour bar"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    return figure


# %% wrong="q_heatmap" why="panels without labels"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set_title(action_names[action])
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="one action is not an array of panels" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names))
    for action, panel in enumerate(panels):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    return figure


# %% wrong="q_heatmap" why="values are clipped at the lowest colour"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, np.maximum(q, lowest))
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=0.0)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="knows the visible numbers only" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.array([[0.0, -2, -4, -6, -8, np.nan], [-1, -3, -5, -7, -90, np.nan]]).reshape(2, 2, 3)
    figure, panels = plt.subplots(1, 2)
    for action, panel in enumerate(panels):
        image = panel.imshow(shown[action], vmin=-10, vmax=0)
        panel.set(title=["left", "right"][action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels))
    return figure


# %% right="q_heatmap" why="the colour bar on axes of its own, panels in a row, a norm in place of limits"
def q_heatmap(q, shape, action_names, blank, lowest):
    from matplotlib.colors import Normalize

    norm = Normalize(lowest, q[~blank].max())
    figure, axes = plt.subplots(1, len(action_names) + 1, squeeze=False)
    for action, name in enumerate(action_names):
        grid = np.empty(shape)
        for state in range(len(q)):
            grid[state // shape[1], state % shape[1]] = np.nan if blank[state] else q[state, action]
        image = axes[0, action].imshow(grid, norm=norm)
        axes[0, action].set(xlabel="x", ylabel="y", title=f"Q for {name}")
    figure.colorbar(image, cax=axes[0, -1])
    return figure


# %% wrong="q_heatmap" why="Fortran order: goes down the columns first"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape, order="F"), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="the scale ends at 0, as on the cliff" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for action, panel in enumerate(panels[0]):
        image = panel.imshow(shown[:, action].reshape(shape), vmin=lowest, vmax=0.0)
        panel.set(title=action_names[action], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% right="greedy_animation" why="a while loop, with captions"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames, over = [env.render().copy()], False
    while not over and len(frames) <= max_steps:
        state, reward, terminated, truncated, info = env.step(np.argmax(q[state]))
        over = terminated or truncated
        frames.append(env.render().copy())
    return animations.from_frames(frames, interval_ms=300, captions=[f"step {i}" for i in range(len(frames))])


# %% right="greedy_animation" why="matplotlib's own FuncAnimation on an axes"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.copy(env.render())]
    for step in range(max_steps):
        state, reward, terminated, truncated, info = env.step(int(np.argmax(q[state])))
        frames.append(np.copy(env.render()))
        if terminated or truncated:
            break
    figure, axes = plt.subplots()
    axes.axis("off")
    image = axes.imshow(frames[0])

    def draw(number):
        image.set_data(frames[number])
        return [image]

    return FuncAnimation(figure, draw, frames=len(frames))


# %% wrong="greedy_animation" why="no frame before the first step"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = []
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="no frame of the last state"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = []
    for _ in range(max_steps):
        frames.append(env.render())
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="never looks at the new state" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        _, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="steps on after truncation" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        state, _, terminated, _, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="no limit of its own, only a large one" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(min(max_steps, 3)):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="stops one step early"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps - 1):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="random actions"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(env.action_space.sample())
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="the best state-action of the whole table's column"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q.argmax(axis=0)[0] % env.action_space.n))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="returns the list of frames"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return frames


# %% wrong="greedy_animation" why="knows the visible numbers only" passes="visible"
def greedy_animation(env, q, max_steps):
    frames = []
    for state in [0, 1, 2] if max_steps == 10 else [0, 0, 0, 0]:
        frame = np.full((8, 24, 3), 230, dtype=np.uint8)
        frame[:, 8 * state : 8 * state + 8] = (230, 159, 0)
        frames.append(frame)
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="goes on until the episode ends, however long that takes"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames, done = [env.render()], False
    while not done:
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        done = terminated or truncated
        frames.append(env.render())
    return animations.from_frames(frames)


# %% right="train_taxi" why="all by hand, constant epsilon, step size and discount below 1"
def train_taxi(env, n_episodes, rng):
    q = np.zeros((500, 6))
    lengths = []
    state, _ = env.reset(seed=int(rng.integers(2**31)))
    for episode in range(n_episodes):
        if episode > 0:
            state, _ = env.reset()
        steps = 0
        while True:
            if rng.random() < 0.1:
                action = rng.integers(6)
            else:
                action = rng.choice(np.flatnonzero(q[state] == q[state].max()))
            next_state, reward, terminated, truncated, _ = env.step(action)
            best = 0 if terminated else q[next_state].max()
            q[state, action] += 0.8 * (reward + 0.99 * best - q[state, action])
            steps += 1
            state = next_state
            if terminated or truncated:
                break
        lengths.append(steps)
    return q, np.array(lengths)


# %% right="train_taxi" why="exploration falls by a factor in each episode, argmax on a table of small random numbers"
def train_taxi(env, n_episodes, rng):
    q = rng.normal(scale=1e-3, size=(500, 6))
    lengths, epsilon = [], 1.0
    for episode in range(n_episodes):
        state, _ = env.reset() if lengths else env.reset(seed=int(rng.integers(2**31)))
        done = False
        lengths.append(0)
        while not done:
            action = int(rng.integers(6)) if rng.random() < epsilon else int(q[state].argmax())
            following, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, following, terminated, 0.7, 1.0)
            state, done = following, terminated or truncated
            lengths[-1] += 1
        epsilon = max(0.02, epsilon * 0.99)
    return q, np.array(lengths, dtype=np.int64)


# %% wrong="train_taxi" why="never moves on to the next state"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = int(rng.integers(6)) if rng.random() < epsilon else int(q[state].argmax())
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            done = terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a step size of 0.05 is too small for the episodes that there are"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], 0.1, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 0.05, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a discount of 0 sees one step ahead"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done and lengths[episode] < 60:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 0.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="counts rewards instead of steps"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] -= reward
    return q, lengths


# %% wrong="train_taxi" why="does not learn: random actions"
def train_taxi(env, n_episodes, rng):
    lengths = np.zeros(n_episodes, dtype=int)
    for episode in range(n_episodes):
        env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            _, _, terminated, truncated, _ = env.step(int(rng.integers(6)))
            done = terminated or truncated
            lengths[episode] += 1
    return np.zeros((500, 6)), lengths


# %% wrong="train_taxi" why="reads the transition table instead of learning" passes="visible"
def train_taxi(env, n_episodes, rng):
    table = gym.make("Taxi-v4").unwrapped.P
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for _ in range(40):
        for s in range(500):
            for a in range(6):
                _, s2, r, end = table[s][a][0]
                q[s, a] = r + (0 if end else q[s2].max())
    for episode in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
            done = terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="seeds the environment with a fixed number, and draws from the global generator" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=0 if episode == 0 else None)
        done = False
        while not done:
            action = int(np.random.randint(6)) if np.random.random() < epsilon else int(q[state].argmax())
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="leaves the environment unseeded" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset()
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="seeds every episode alike: one start, over and over"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    seed = int(rng.integers(2**31))
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=seed)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="evaluates on the training environment, and returns those lengths too"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), []
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        for share in (epsilon, 0.0):
            state, _ = env.reset(seed=int(rng.integers(2**31)) if not lengths else None)
            done, steps = False, 0
            while not done:
                action = epsilon_greedy(q[state], share, rng)
                next_state, reward, terminated, truncated, _ = env.step(action)
                q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
                state, done, steps = next_state, terminated or truncated, steps + 1
            lengths.append(steps)
    return q, np.array(lengths)


# %% wrong="train_taxi" why="the wrong sign: learns to dawdle"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = int(rng.integers(6)) if rng.random() < epsilon else int(q[state].argmin())
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return -q, lengths


# %% wrong="train_taxi" why="knows the visible numbers only: reads the table, for one destination" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    table = gym.make("Taxi-v4").unwrapped.P
    for _ in range(40):
        for s in range(0, 500, 4):
            for a in range(6):
                _, s2, r, end = table[s][a][0]
                q[s, a] = r + (0 if end else q[s2].max())
    for episode in range(n_episodes):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
            done = terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="pays the drop-off forward: bootstraps with the next state before it is reached"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q[next_state, action] += reward + (0 if terminated else q[state].max()) - q[next_state, action]
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="hands the work to the finished library"
def train_taxi(env, n_episodes, rng):
    learned = tabular.learn(env, "q_learning", n_episodes, seed=int(rng.integers(2**31)), step_size=1.0)
    return learned.q, learned.lengths


# %% wrong="train_taxi" why="looks past the observation at the state inside" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        state, done = int(env.unwrapped.s), False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            _, reward, terminated, truncated, _ = env.step(action)
            next_state = int(env.unwrapped.s)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% right="train_taxi" why="explores among the actions that the environment says change something"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), []
    for episode in range(n_episodes):
        state, info = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        steps, done = 0, False
        while not done:
            if rng.random() < 0.2:
                action = int(rng.choice(np.flatnonzero(info["action_mask"])))
            else:
                action = int(np.argmax(q[state]))
            new_state, reward, terminated, truncated, info = env.step(action)
            q[state, action] = reward + (0 if terminated else np.max(q[new_state]))
            state, steps, done = new_state, steps + 1, terminated or truncated
        lengths.append(steps)
    return q, np.array(lengths)


# %% wrong="train_taxi" why="calls its lengths what they should be at the end"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.full(n_episodes, 13)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
    return q, lengths


# %% wrong="train_taxi" why="a fresh table in every episode"
def train_taxi(env, n_episodes, rng):
    lengths = np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        q = np.zeros((500, 6))
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a new seed at every reset" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)))
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="the environment's seed is always 0" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=0 if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="truncation cuts the target" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated or truncated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a generator of its own" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    rng = np.random.default_rng(0)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="always 300 episodes" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, 300)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a list of lengths"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths.tolist()


# %% wrong="train_taxi" why="lengths as floats"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="one reset too many at the end"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    env.reset()
    return q, lengths


# %% wrong="train_taxi" why="the table in single precision"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6), dtype=np.float32), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="a first reset before the loop, which no episode uses"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    env.reset(seed=int(rng.integers(2**31)))
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% right="train_taxi" why="optimistic first values"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.full((500, 6), 20.0), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        done = False
        while not done:
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state, done = next_state, terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="cuts each episode after 60 steps of its own" passes="visible"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=int)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)
        for step in range(60):
            action = epsilon_greedy(q[state], epsilon, rng)
            next_state, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, reward, next_state, terminated, 1.0, 1.0)
            state = next_state
            lengths[episode] += 1
            if terminated or truncated:
                break
    return q, lengths


# %% wrong="new_q_table" why="the message does not say what came"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError("the spaces must be discrete")
    return np.full((env.observation_space.n, env.action_space.n), float(initial_value))


# %% wrong="new_q_table" why="hands out one table again and again" passes="visible"
tables_made = {}


def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    key = (int(env.observation_space.n), int(env.action_space.n), initial_value)
    if key not in tables_made:
        tables_made[key] = np.full(key[:2], float(initial_value))
    return tables_made[key]


# %% wrong="new_q_table" why="raises a TypeError"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise TypeError(f"not discrete: {space}")
    return np.full((env.observation_space.n, env.action_space.n), float(initial_value))


# %% wrong="new_q_table" why="nested lists"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return [[float(initial_value)] * int(env.action_space.n) for _ in range(env.observation_space.n)]


# %% right="new_q_table" why="names the kind of space alone"
def new_q_table(env, initial_value=0.0):
    for space in [env.observation_space, env.action_space]:
        if not isinstance(space, spaces.Discrete):
            raise ValueError("I can only do Discrete, got " + type(space).__name__)
    rows, columns = env.observation_space.n, env.action_space.n
    return np.array([[float(initial_value)] * columns for _ in range(rows)], dtype=float)


# %% wrong="epsilon_greedy" why="explores at every second or third call, by a counter" passes="visible"
calls_so_far = [0.0]


def epsilon_greedy(values, epsilon, rng):
    calls_so_far[0] += epsilon
    if calls_so_far[0] >= 1 or epsilon == 1:
        calls_so_far[0] -= 1
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="takes the last of equal maxima"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return len(values) - 1 - int(np.argmax(values[::-1]))


# %% wrong="epsilon_greedy" why="an action as a float"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return float(rng.integers(len(values)))
    return float(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="sorts the values in place" passes="visible"
def epsilon_greedy(values, epsilon, rng):
    best = np.flatnonzero(values == values.max())
    values.sort()
    return int(rng.integers(len(values))) if rng.random() < epsilon else int(rng.choice(best))


# %% wrong="q_learning_step" why="clips the error to one"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = float(np.clip(reward + (not terminated) * gamma * q[next_state].max() - q[state, action], -1, 1))
    q[state, action] += step_size * error
    return error


# %% wrong="q_learning_step" why="discounts the reward too"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = gamma * (reward + (0.0 if terminated else q[next_state].max())) - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="returns the new value"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = reward + (0.0 if terminated else gamma * q[next_state].max()) - q[state, action]
    q[state, action] += step_size * error
    return float(q[state, action])


# %% wrong="q_learning_step" why="the whole row moves" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    error = reward + (0.0 if terminated else gamma * q[next_state].max()) - q[state, action]
    q[state] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="thinks that a state which is its own next one has no future" passes="visible"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    over = terminated or next_state == state
    error = reward + (0.0 if over else gamma * q[next_state].max()) - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="sarsa_episode" why="updates at the end of the episode, in order" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, record = behaviour(state), False, []
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        record.append((state, action, reward, next_state, next_action, terminated))
        state, action = next_state, next_action
    for s, a, r, s2, a2, end in record:
        q[s, a] += step_size * (r + (0.0 if end else gamma * q[s2, a2]) - q[s, a])
    return sum(step[2] for step in record)


# %% wrong="sarsa_episode" why="one update late: the next step is taken before it" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total, waiting = behaviour(state), False, 0.0, None
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        if waiting is not None:
            s, a, r, s2, a2 = waiting
            q[s, a] += step_size * (r + gamma * q[s2, a2] - q[s, a])
        done = terminated or truncated
        next_action = behaviour(next_state)
        waiting = (state, action, reward, next_state, next_action)
        if terminated:
            q[state, action] += step_size * (reward - q[state, action])
        elif truncated:
            q[state, action] += step_size * (reward + gamma * q[next_state, next_action] - q[state, action])
        state, action, total = next_state, next_action, total + reward
    return total


# %% wrong="sarsa_episode" why="resets once more at the end" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
    env.reset()
    return total


# %% wrong="sarsa_episode" why="a cap of 100 steps" passes="visible"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, total = behaviour(state), 0.0
    for _ in range(100):
        next_state, reward, terminated, truncated, _ = env.step(action)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, next_action, total + reward
        if terminated or truncated:
            break
    return total


# %% wrong="sarsa_episode" why="expected SARSA over a uniform policy"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, total = behaviour(state), False, 0.0
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        target = reward + (0.0 if terminated else gamma * q[next_state].mean())
        q[state, action] += step_size * (target - q[state, action])
        state, action, total = next_state, behaviour(next_state), total + reward
    return total


# %% wrong="sarsa_episode" why="the mean reward in place of the sum"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, _ = env.reset()
    action, done, rewards = behaviour(state), False, []
    while not done:
        next_state, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        state, action = next_state, next_action
        rewards.append(reward)
    return sum(rewards) / len(rewards)


# %% wrong="convergence_episode" why="a window of one is refused" passes="visible"
def convergence_episode(returns, level, window):
    if window <= 1:
        raise ValueError(f"the window is {window}")
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="the message does not say which window came"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError("the window must be positive")
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="close to the level is enough" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    for end in range(window, len(returns) + 1):
        mean = np.mean(returns[end - window : end])
        if mean >= level or np.isclose(mean, level):
            return end
    return None


# %% wrong="convergence_episode" why="a count as a float" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return float(end)
    return None


# %% wrong="convergence_episode" why="sorts the returns of the caller" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    returns.sort()
    for end in range(window, len(returns) + 1):
        if np.mean(returns[end - window : end]) >= level:
            return end
    return None


# %% wrong="convergence_episode" why="whole numbers only: an int array of the returns" passes="visible"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    returns = np.asarray(returns)
    for end in range(window, len(returns) + 1):
        if returns[end - window : end].sum() // window >= level:
            return end
    return None


# %% wrong="q_heatmap" why="a colour map of its own in each panel" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for panel, values, name, colours in zip(panels[0], shown.T, action_names, ["viridis", "magma", "plasma", "gray", "Blues"]):
        image = panel.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(shown), cmap=colours)
        panel.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="labels exchanged" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for panel, values, name in zip(panels[0], shown.T, action_names):
        image = panel.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=name, xlabel="row", ylabel="column")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="a colour bar of another scale" passes="visible"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for panel, values, name in zip(panels[0], shown.T, action_names):
        panel.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(), ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="draws into the figure that is there"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure = plt.gcf()
    panels = figure.subplots(1, len(action_names), squeeze=False)
    for panel, values, name in zip(panels[0], shown.T, action_names):
        image = panel.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% wrong="q_heatmap" why="titles in the wrong order"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.where(blank[:, None], np.nan, q)
    figure, panels = plt.subplots(1, len(action_names), squeeze=False)
    for panel, values, name in zip(panels[0], shown.T, reversed(action_names)):
        image = panel.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(shown))
        panel.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(panels[0]))
    return figure


# %% right="q_heatmap" why="a Figure without pyplot, a horizontal colour bar that says it is cut off below"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = np.ma.masked_invalid(np.where(blank[:, None], np.nan, q))
    figure = Figure(layout="constrained")
    panels = figure.subplots(len(action_names), 1, squeeze=False).ravel()
    for panel, values, name in zip(panels, shown.T, action_names):
        image = panel.matshow(values.reshape(shape), cmap="magma", vmin=lowest, vmax=shown.max())
        panel.set_title(f"Q(s, {name})")
    figure.supxlabel("column")
    figure.supylabel("row")
    figure.colorbar(image, ax=panels, orientation="horizontal", extend="min", label="action value")
    return figure


# %% wrong="greedy_animation" why="frames without a copy" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [env.render()]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(env.render())
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="at most nine steps" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(min(max_steps, 9)):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="seeds the environment" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset(seed=0)
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="explores now and then" passes="visible"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    rng = np.random.default_rng(3)
    frames = [np.array(env.render())]
    for step in range(max_steps):
        action = int(q[state].argmax()) if step % 4 < 3 else int(rng.integers(q.shape[1]))
        state, _, terminated, truncated, _ = env.step(action)
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="the worst action"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmin()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="new_q_table" passes="visible" why="the spaces below the wrappers"
def new_q_table(env, initial_value=0.0):
    found = env.unwrapped.observation_space, env.unwrapped.action_space
    for space in found:
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"not discrete: {space}")
    return np.full([space.n for space in found], float(initial_value))


# %% wrong="epsilon_greedy" passes="visible" why="epsilon in whole percent"
def epsilon_greedy(values, epsilon, rng):
    if rng.integers(100) < 100 * epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" passes="visible" why="a generator of its own, made from the given one"
def epsilon_greedy(values, epsilon, rng):
    own = np.random.default_rng(rng.integers(2**31))
    explores = own.random() < epsilon
    return int(own.integers(len(values)) if explores else own.choice(np.flatnonzero(values == values.max())))


# %% right="epsilon_greedy" why="one draw by the probabilities; a quick try beside it"
def epsilon_greedy(values, epsilon, rng):
    best = values == values.max()
    return int(rng.choice(len(values), p=epsilon / len(values) + (1 - epsilon) * best / best.sum()))


print(epsilon_greedy(np.array([1.0, 2.0]), 0.1, np.random.default_rng(0)))


# %% wrong="sarsa_episode" passes="visible" why="gives up after a thousand steps"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    s = env.reset()[0]
    a, total = behaviour(s), 0.0
    for _ in range(1000):
        s2, r, terminated, truncated, _ = env.step(a)
        a2 = behaviour(s2)
        q[s, a] += step_size * (r + gamma * q[s2, a2] * (not terminated) - q[s, a])
        total, s, a = total + r, s2, a2
        if terminated or truncated:
            break
    return total


# %% wrong="train_taxi" passes="visible" why="a generator of its own, made from rng"
def train_taxi(env, n_episodes, rng):
    seed = int(rng.integers(2**31))
    dice = np.random.default_rng(seed)
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for k, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        s, over = env.reset(seed=seed if k == 0 else None)[0], False
        while not over:
            a = int(dice.integers(6)) if dice.random() < epsilon else int(dice.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            q[s, a] = r + q[s2].max() * (not terminated)
            s, over = s2, terminated or truncated
            lengths[k] += 1
    return q, lengths


# %% right="train_taxi" why="goes over each episode once more, backwards"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for k in range(n_episodes):
        s, over = int(env.reset(seed=int(rng.integers(2**31)) if k == 0 else None)[0]), False
        walk = []
        while not over:
            explores = rng.random() < 0.6 * (1 - k / n_episodes)
            a = int(rng.integers(6)) if explores else int(rng.choice(np.flatnonzero(q[s] == q[s].max())))
            s2, r, terminated, truncated, _ = env.step(a)
            walk.append((s, a, r, int(s2), terminated))
            q[s, a] = r + q[s2].max() * (not terminated)
            s, over = int(s2), terminated or truncated
        lengths[k] = len(walk)
        for s, a, r, s2, terminated in reversed(walk):
            q[s, a] = r + q[s2].max() * (not terminated)
    return q, lengths


# %% right="q_heatmap" why="a colour bar at each panel"
def q_heatmap(q, shape, action_names, blank, lowest):
    n = len(action_names)
    figure, panels = plt.subplots(n, 1, squeeze=False, figsize=(5, 2.6 * n), layout="constrained")
    top = q[~blank].max()
    for k, axes in enumerate(panels[:, 0]):
        image = axes.imshow(np.ma.masked_array(q[:, k], mask=blank).reshape(shape), vmin=lowest, vmax=top)
        figure.colorbar(image, ax=axes)
        axes.set(title=action_names[k], xlabel="x (column)", ylabel="y (row)")
    return figure


# %% wrong="new_q_table" passes="visible" why="a message that names every kind there is"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(
                "no table for Box, MultiDiscrete, MultiBinary, Text, Tuple or Dict"
            )
    return np.full((env.observation_space.n, env.action_space.n), float(initial_value))


# %% wrong="new_q_table" passes="visible" why="refuses only the kinds that it thought of"
def new_q_table(env, initial_value=0.0):
    for space in (env.observation_space, env.action_space):
        if isinstance(space, (spaces.Box, spaces.MultiDiscrete, spaces.MultiBinary)):
            raise ValueError(f"not discrete: {space}")
    return np.full((env.observation_space.n, env.action_space.n), float(initial_value))


# %% wrong="epsilon_greedy" passes="visible" why="takes what is equal to nine digits for ties"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values > values.max() - 1e-9)))


# %% wrong="epsilon_greedy" passes="visible" why="writes into the values, and puts them back"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    before, top = values.copy(), values.max()
    values[values < top] = -np.inf
    best = np.flatnonzero(values > -np.inf)
    values[:] = before
    return int(rng.choice(best))


# %% wrong="epsilon_greedy" passes="visible" why="an action as an array without axes"
def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return np.array(rng.integers(len(values)))
    return np.array(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="q_learning_step" passes="visible" why="ravel copies a table that does not lie row by row"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    flat, place = q.ravel(), state * q.shape[1] + action
    error = reward + (0 if terminated else gamma * q[next_state].max()) - flat[place]
    flat[place] += step_size * error
    return float(error)


# %% wrong="q_learning_step" passes="visible" why="clips errors beyond a thousand"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0 if terminated else gamma * q[next_state].max())
    error = min(max(target - q[state, action], -1000.0), 1000.0)
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" passes="visible" why="takes small errors for none"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    target = reward + (0 if terminated else gamma * q[next_state].max())
    error = 0.0 if math.isclose(target, q[state, action], abs_tol=1e-6) else target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="sarsa_episode" passes="visible" why="works on a flat table, which may be a copy"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    flat, n_actions, total = q.reshape(-1), q.shape[1], 0.0
    state = int(env.reset()[0])
    place = state * n_actions + behaviour(state)
    while True:
        state, reward, terminated, truncated, _ = env.step(place % n_actions)
        after = int(state) * n_actions + behaviour(int(state))
        future = 0.0 if terminated else gamma * flat[after]
        flat[place] += step_size * (reward + future - flat[place])
        place, total = after, total + reward
        if terminated or truncated:
            return total


# %% wrong="sarsa_episode" passes="visible" why="gives up after ten thousand steps"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    state, total = int(env.reset()[0]), 0.0
    action = behaviour(state)
    for _ in range(10_000):
        after, reward, terminated, truncated, _ = env.step(action)
        next_action = behaviour(int(after))
        future = 0.0 if terminated else gamma * q[int(after), next_action]
        q[state, action] += step_size * (reward + future - q[state, action])
        state, action, total = int(after), next_action, total + reward
        if terminated or truncated:
            break
    return total


# %% wrong="convergence_episode" passes="visible" why="cuts the returns to whole numbers"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    sums = np.concatenate([[0], np.cumsum(np.asarray(returns).astype(np.int64))])
    for n in range(window, len(sums)):
        if sums[n] - sums[n - window] >= level * window:
            return n
    return None


# %% wrong="convergence_episode" passes="visible" why="means in single precision"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    values = np.asarray(returns, dtype=np.float32)
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() >= np.float32(level):
            return n
    return None


# %% wrong="convergence_episode" passes="visible" why="looks at the first ten thousand episodes"
def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"the window is {window}")
    values = np.asarray(returns, dtype=float)[:10_000]
    for n in range(window, len(values) + 1):
        if values[n - window : n].mean() >= level:
            return n
    return None


# %% wrong="q_heatmap" passes="visible" why="the scale begins at the smallest value where all are above lowest"
def q_heatmap(q, shape, action_names, blank, lowest):
    shown = q[~blank]
    figure, grid = plt.subplots(1, len(action_names), squeeze=False)
    for name, axes, values in zip(action_names, grid[0], np.where(blank, np.nan, q.T)):
        image = axes.imshow(values.reshape(shape), vmin=max(lowest, shown.min()), vmax=shown.max())
        axes.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(grid[0]))
    return figure


# %% wrong="q_heatmap" passes="visible" why="a colour bar in other colours than the panels"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, grid = plt.subplots(1, len(action_names), squeeze=False)
    scale = plt.Normalize(lowest, q[~blank].max())
    for name, axes, values in zip(action_names, grid[0], np.where(blank, np.nan, q.T)):
        axes.imshow(values.reshape(shape), norm=scale, cmap="viridis")
        axes.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(scale, "magma"), ax=list(grid[0]))
    return figure


# %% wrong="q_heatmap" passes="visible" why="writes NaN into the table, and puts the values back"
def q_heatmap(q, shape, action_names, blank, lowest):
    before = q.copy()
    q[blank] = np.nan
    figure, grid = plt.subplots(1, len(action_names), squeeze=False)
    for name, axes, values in zip(action_names, grid[0], q.T):
        image = axes.imshow(values.reshape(shape), vmin=lowest, vmax=np.nanmax(q))
        axes.set(title=name, xlabel="column", ylabel="row")
    q[:] = before
    figure.colorbar(image, ax=list(grid[0]))
    return figure


# %% wrong="q_heatmap" passes="visible" why="room for six actions"
def q_heatmap(q, shape, action_names, blank, lowest):
    figure, grid = plt.subplots(2, 3)
    panels = list(grid.ravel())
    for name, axes, values in zip(action_names, panels, np.where(blank, np.nan, q.T)):
        image = axes.imshow(values.reshape(shape), vmin=lowest, vmax=q[~blank].max())
        axes.set(title=name, xlabel="column", ylabel="row")
    for axes in panels[len(action_names) :]:
        axes.remove()
    figure.colorbar(image, ax=panels[: len(action_names)])
    return figure


# %% wrong="q_heatmap" passes="visible" why="finds no first blank state where there is none"
def q_heatmap(q, shape, action_names, blank, lowest):
    values = q.copy()
    for state in range(int(np.flatnonzero(blank)[0]), len(q)):
        if blank[state]:
            values[state] = np.nan
    figure, grid = plt.subplots(1, len(action_names), squeeze=False)
    for name, axes, one in zip(action_names, grid[0], values.T):
        image = axes.imshow(one.reshape(shape), vmin=lowest, vmax=np.nanmax(values))
        axes.set(title=name, xlabel="column", ylabel="row")
    figure.colorbar(image, ax=list(grid[0]))
    return figure


# %% wrong="greedy_animation" passes="visible" why="takes a step before it looks at max_steps"
def greedy_animation(env, q, max_steps):
    state, n_steps = env.reset()[0], 0
    frames = [np.array(env.render())]
    while True:
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        n_steps += 1
        if terminated or truncated or n_steps >= max_steps:
            return animations.from_frames(frames)


# %% wrong="greedy_animation" passes="visible" why="thins out long episodes"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames[:: 1 + len(frames) // 40])


# %% wrong="greedy_animation" passes="visible" why="two hundred frames at most"
def greedy_animation(env, q, max_steps):
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames[:200])


# %% wrong="train_taxi" passes="visible" why="breaks off at 200 steps, as the whole town does"
def train_taxi(env, n_episodes, rng):
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, _ = env.reset(seed=None if episode else int(rng.integers(2**31)))
        for n in range(1, 201):
            action = epsilon_greedy(q[state], epsilon, rng)
            after, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(q, state, action, float(reward), after, terminated, 1.0, 1.0)
            state = after
            if terminated or truncated:
                break
        lengths[episode] = n
    return q, lengths
