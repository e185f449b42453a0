# %% right="new_q_table" why="loop over the two spaces, type name in the message"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    sizes = []
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"a {type(space).__name__} came, expected Discrete")
        sizes.append(int(space.n))
    return np.full(sizes, initial_value, dtype=np.float64)


# %% right="new_q_table" why="helper called _model, rows built as lists, the whole space in the message"
def _model(space):
    if isinstance(space, spaces.Discrete):
        return range(int(space.n))
    raise ValueError(f"I cannot number the values of {space!r}")


def new_q_table(env, initial_value=0.0):
    states, actions = _model(env.observation_space), _model(env.action_space)
    return np.array([[float(initial_value) for _ in actions] for _ in states], dtype=float)


# %% right="new_q_table" why="match statement, np.empty and fill"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    match env.observation_space, env.action_space:
        case spaces.Discrete(n=rows), spaces.Discrete(n=columns):
            table = np.empty((rows, columns))
            table.fill(initial_value)
            return table
        case spaces.Discrete(), other:
            raise ValueError("action space is of kind " + other.__class__.__name__)
        case other, _:
            raise ValueError("observation space is of kind " + other.__class__.__name__)


# %% right="new_q_table" why="zeros plus the value, both kinds named in one message"
def new_q_table(env: gym.Env, initial_value: float = 0.0) -> np.ndarray:
    S, A = env.observation_space, env.action_space
    if not (isinstance(S, gym.spaces.Discrete) and isinstance(A, gym.spaces.Discrete)):
        raise ValueError(
            f"need two Discrete spaces, got {type(S).__name__} for states and {type(A).__name__} for actions"
        )
    return np.zeros([S.n, A.n], dtype=np.float64) + float(initial_value)


# %% wrong="new_q_table" why="returns a float64 array: np.full without dtype makes integers of the integer 0"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected Discrete, got {type(space).__name__}")
    return np.full((env.observation_space.n, env.action_space.n), initial_value)


# %% wrong="new_q_table" why="where a space is not Discrete it raises: the action space is not looked at (error is an AttributeError)"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    if not isinstance(env.observation_space, spaces.Discrete):
        raise ValueError(f"observations are a {type(env.observation_space).__name__}")
    return np.full(
        (env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64
    )


# %% wrong="new_q_table" why="message says what kind of space came: it does not say the kind when the action space is the wrong one"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    states, actions = env.observation_space, env.action_space
    if not isinstance(states, spaces.Discrete) or not isinstance(actions, spaces.Discrete):
        raise ValueError(f"expected discrete spaces, got {type(states).__name__}")
    return np.full((states.n, actions.n), initial_value, dtype=np.float64)


# %% wrong="new_q_table" why="where a space is not Discrete: MultiBinary has an n as well and is let through"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    sizes = []
    for space in (env.observation_space, env.action_space):
        if not hasattr(space, "n"):
            raise ValueError(f"{type(space).__name__} is not discrete")
        sizes.append(int(space.n))
    return np.full(sizes, float(initial_value))


# %% wrong="new_q_table" why="filled with initial_value: the value is forgotten"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected Discrete, got {space}")
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    return np.zeros((n_states, n_actions), dtype=np.float64)


# %% wrong="new_q_table" why="reads the environment's spaces: unwrapped reads those below the wrappers"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    world = env.unwrapped
    for space in (world.observation_space, world.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"got a {type(space).__name__} space")
    return np.full(
        (int(world.observation_space.n), int(world.action_space.n)),
        initial_value,
        dtype=np.float64,
    )


# %% wrong="new_q_table" why="raises a ValueError: it raises a TypeError"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise TypeError(f"expected Discrete, got {type(space).__name__}")
    return np.full(
        (env.observation_space.n, env.action_space.n), initial_value, dtype=np.float64
    )


# %% wrong="new_q_table" why="filled with initial_value: an integer table turned to float64 at the end cuts 0.5 to 0"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"expected Discrete, got {type(space).__name__}")
    table = np.ones((env.observation_space.n, env.action_space.n), dtype=int)
    table[:] = int(initial_value)
    return table.astype(np.float64)


# %% right="epsilon_greedy" why="the hint's way with an early return"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% right="epsilon_greedy" why="one draw from the explicit distribution of the policy"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    n = values.shape[0]
    is_best = values == np.max(values)
    probabilities = np.full(n, epsilon / n)
    probabilities[is_best] += (1 - epsilon) / is_best.sum()
    return int(rng.choice(n, p=probabilities))


# %% right="epsilon_greedy" why="argmax over a random permutation, helper called _sample"
def _sample(rng, n):
    return rng.permutation(n)


def epsilon_greedy(values, epsilon, rng):
    order = _sample(rng, len(values))
    explores = rng.uniform() < epsilon
    if explores:
        return int(order[0])
    return int(order[int(np.argmax(values[order]))])


# %% right="epsilon_greedy" why="random keys on the best ones, a coin from rng.binomial"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    keys = rng.random(values.size)
    if not rng.binomial(1, epsilon):
        keys = np.where(values == values.max(), keys, -1.0)
    return int(keys.argmax())


# %% right="epsilon_greedy" why="plain Python lists and one candidate list for both branches"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    numbers = [float(v) for v in values]
    top = max(numbers)
    greedy = [a for a, v in enumerate(numbers) if v == top]
    candidates = list(range(len(numbers))) if rng.random() < epsilon else greedy
    return candidates[int(rng.integers(len(candidates)))]


# %% right="epsilon_greedy" why="lexsort with random secondary key"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if epsilon > rng.random():
        return int(rng.integers(0, values.size - 1, endpoint=True))
    return int(np.lexsort((rng.random(values.size), values))[-1])


# %% wrong="epsilon_greedy" why="drawn uniformly from all actions (the best one included): the best are left out"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    best = np.flatnonzero(values == values.max())
    others = np.setdiff1d(np.arange(len(values)), best)
    if len(others) and rng.random() < epsilon:
        return int(rng.choice(others))
    return int(rng.choice(best))


# %% wrong="epsilon_greedy" why="equally good actions are equally likely: argmax takes the first"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(np.argmax(values))


# %% wrong="epsilon_greedy" why="rng is where all randomness comes from: the coin is NumPy's global one"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    best = np.flatnonzero(values == values.max())
    if np.random.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(best))


# %% wrong="epsilon_greedy" why="rng is where all randomness comes from: ties are broken by Python's random"
import random


def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    top = values.max()
    return random.choice([a for a in range(len(values)) if values[a] == top])


# %% wrong="epsilon_greedy" why="otherwise one of the best: isclose takes 1000.005 and 1000 for equal"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(np.isclose(values, values.max()))))


# %% wrong="epsilon_greedy" why="values are not changed: the maximum is subtracted in place"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    values -= values.max()
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == 0)))


# %% wrong="epsilon_greedy" why="otherwise one of the best: small noise overturns small differences and gets lost in large values"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    noise = 1e-6 * rng.random(len(values))
    return int(np.argmax(values + noise))


# %% wrong="epsilon_greedy" why="with probability epsilon: whole percent only, 0.001 becomes 0.01"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.integers(100) < epsilon * 100:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="drawn from all actions: the last one is never drawn when exploring"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    if rng.random() < epsilon:
        return int(rng.integers(0, max(1, len(values) - 1)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


# %% wrong="epsilon_greedy" why="each of the best with the same probability: rounding the values makes near ones equal"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    rounded = np.round(values, 3)
    if rng.random() < epsilon:
        return int(rng.choice(len(values)))
    return int(rng.choice(np.where(rounded == rounded.max())[0]))


# %% wrong="epsilon_greedy" why="each of the best with the same probability: a tie is broken by a coin between first and last best"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    n = len(values)
    if rng.random() < epsilon:
        return int(rng.integers(n))
    first = int(np.argmax(values))
    last = n - 1 - int(np.argmax(values[::-1]))
    return first if rng.random() < 0.5 else last


# %% wrong="epsilon_greedy" why="rng is where all randomness comes from: it makes a generator of its own"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    own = np.random.default_rng(int(rng.integers(2**31)))
    if own.random() < epsilon:
        return int(own.integers(len(values)))
    return int(own.choice(np.flatnonzero(values == values.max())))


# %% right="q_learning_step" why="target on its own line"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    future = 0.0 if terminated else q[next_state].max()
    target = reward + gamma * future
    error = float(target - q[state, action])
    q[state, action] += step_size * error
    return error


# %% right="q_learning_step" why="convex combination of old value and target, Python's max"
def q_learning_step(q, state, action, reward, next_state, terminated, step_size, gamma):
    old = float(q[state, action])
    target = float(reward)
    if not terminated:
        target += gamma * max(q[next_state].tolist())
    q[state, action] = (1.0 - step_size) * old + step_size * target
    return target - old


# %% right="q_learning_step" why="two branches with early return and a helper that moves the entry"
def _loss(q, index, target, step_size):
    delta = target - q[index]
    q[index] = q[index] + step_size * delta
    return float(delta)


def q_learning_step(
    q, state, action, reward, next_state, terminated, step_size, gamma
) -> float:
    if terminated:
        return _loss(q, (state, action), reward, step_size)
    return _loss(q, (state, action), reward + gamma * np.amax(q[next_state, :]), step_size)


# %% right="q_learning_step" why="a view of the row, explicit search for the best action"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    row = q[state]
    best_next = int(np.argmax(q[next_state]))
    bootstrap = gamma * q[next_state][best_next] if not terminated else 0
    td = reward + bootstrap - row[action]
    row[action] += step_size * td
    return float(td)


# %% wrong="q_learning_step" why="max over Q(S', a): the maximum is over the whole table"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    target = reward if terminated else reward + gamma * np.max(q)
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="max over Q(S', a): a search that begins at 0 misses negative values"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    best = 0.0
    if not terminated:
        for value in q[next_state]:
            if value > best:
                best = float(value)
    error = reward + gamma * best - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="error is target minus q[state, action]: at a terminal step the old value is forgotten"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    if terminated:
        error = reward
    else:
        error = reward + gamma * q[next_state].max() - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="only q[state, action] changes: the row of the terminal state is set to 0"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    if terminated:
        q[next_state] = 0.0  # nothing more can happen there
    error = reward + gamma * q[next_state].max() - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="returns the error taken before the update: it is taken after it"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    q[state, action] += step_size * (target - q[state, action])
    return float(target - q[state, action])


# %% wrong="q_learning_step" why="returns target minus q: it returns the absolute value"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(abs(error))


# %% wrong="q_learning_step" why="the target is built of the old table: the entry is shrunk first, which shows where the next state is the same"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    old = float(q[state, action])
    q[state, action] *= 1.0 - step_size
    target = reward + (0.0 if terminated else gamma * float(q[next_state].max()))
    q[state, action] += step_size * target
    return target - old


# %% wrong="q_learning_step" why="in place: it changes a copy"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    q = np.array(q, dtype=np.float64)
    target = reward + (0.0 if terminated else gamma * q[next_state].max())
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="max over Q(S', a): the maximum of the absolute values"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    best = np.abs(q[next_state]).max()
    target = reward if terminated else reward + gamma * best
    error = target - q[state, action]
    q[state, action] += step_size * error
    return float(error)


# %% wrong="q_learning_step" why="returns target minus q: it returns the change of the entry, step_size times the error"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    before = q[state, action]
    future = q[next_state].max() if not terminated else 0.0
    q[state, action] += step_size * (reward + gamma * future - before)
    return float(q[state, action] - before)


# %% right="sarsa_episode" why="the text's order, A' drawn at the terminal state too, as in the pseudocode"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action = behaviour(state)
    total, ended = 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        future = 0.0 if terminated else q[next_state, next_action]
        target = float(reward) + gamma * future
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% right="sarsa_episode" why="while True with two exits, no action is drawn where the story has ended"
def sarsa_episode(env, q, behaviour, step_size, gamma):
    s, _ = env.reset()
    a = behaviour(int(s))
    g = 0.0
    while True:
        s2, r, done, cut, _ = env.step(a)
        g += float(r)
        if done:
            q[s, a] += step_size * (r - q[s, a])
            return g
        a2 = behaviour(int(s2))
        q[s, a] += step_size * (r + gamma * q[s2, a2] - q[s, a])
        if cut:
            return g
        s, a = s2, a2


# %% right="sarsa_episode" why="update of the step before at the head of the loop, once its next action is drawn"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    def mend(pair, target):
        q[pair] = (1 - step_size) * q[pair] + step_size * target

    state, over, rewards, pair = int(env.reset()[0]), False, [], None
    while True:
        action = int(behaviour(state))
        if pair is not None:
            mend(pair, rewards[-1] + gamma * q[state, action])
        if over:
            break
        pair = (state, action)
        observation, reward, terminated, truncated, _info = env.step(action)
        rewards.append(float(reward))
        state = int(observation)
        if terminated:
            mend(pair, rewards[-1])
            break
        over = truncated
    return float(sum(rewards))


# %% right="sarsa_episode" why="recursion-free generator of transitions, rewards added with math.fsum"
def _sample(env, behaviour):
    state = int(env.reset()[0])
    action = behaviour(state)
    ended = False
    while not ended:
        reached, reward, terminated, truncated, _ = env.step(action)
        reached = int(reached)
        following = None if terminated else behaviour(reached)
        yield state, action, float(reward), reached, following
        state, action = reached, following
        ended = terminated or truncated


def sarsa_episode(env, q, behaviour, step_size, gamma):
    rewards = []
    for state, action, reward, reached, following in _sample(env, behaviour):
        target = reward
        if following is not None:
            target += gamma * float(q[reached, following])
        q[state, action] += step_size * (target - q[state, action])
        rewards.append(reward)
    return math.fsum(rewards)


# %% wrong="sarsa_episode" why="take that same A', not a newly drawn one: it is drawn twice"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state, ended, total = int(env.reset()[0]), False, 0.0
    while not ended:
        action = behaviour(state)
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state = next_state
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="if truncated, the story goes on: truncated cuts the target as well"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total, done = behaviour(state), 0.0, False
    while not done:
        observation, reward, terminated, truncated, _ = env.step(action)
        done = terminated or truncated
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + gamma * q[next_state, next_action] * (not done)
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
    return total


# %% wrong="sarsa_episode" why="returns the undiscounted return: it is discounted"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total, weight, ended = behaviour(state), 0.0, 1.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += weight * float(reward)
        weight *= gamma
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="mend the table at once, after each step: all updates are made after the episode"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, ended, steps = behaviour(state), False, []
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        steps.append((state, action, float(reward), next_state, next_action, terminated))
        state, action = next_state, next_action
        ended = terminated or truncated
    for s, a, r, s2, a2, last in steps:
        target = r if last else r + gamma * q[s2, a2]
        q[s, a] += step_size * (target - q[s, a])
    return sum(step[2] for step in steps)


# %% wrong="sarsa_episode" why="call env.reset() without a seed: it passes one"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset(seed=0)[0])
    action, total, ended = behaviour(state), 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="call env.reset() once: it resets again at the end, to leave a fresh environment"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total = behaviour(state), 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        if terminated or truncated:
            env.reset()
            return total
        state, action = next_state, next_action


# %% wrong="sarsa_episode" why="if truncated: choose A' for the state that was reached; it uses the action just taken"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total, ended = behaviour(state), 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state, next_action = int(observation), action
        ended = terminated or truncated
        if not ended:
            next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
    return total


# %% wrong="sarsa_episode" why="if truncated: choose A' and use Q(S', A') as ever; it takes the best value, since no A' is taken"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total = behaviour(state), 0.0
    while True:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state, total = int(observation), total + float(reward)
        if terminated:
            future = 0.0
        elif truncated:
            future = q[next_state].max()
        else:
            next_action = behaviour(next_state)
            future = q[next_state, next_action]
        q[state, action] += step_size * (reward + gamma * future - q[state, action])
        if terminated or truncated:
            return total
        state, action = next_state, next_action


# %% wrong="sarsa_episode" why="if it terminated, the target is R alone: a last step that is also truncated bootstraps"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total, ended = behaviour(state), 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        if truncated or not terminated:
            target = reward + gamma * q[next_state, next_action]
        else:
            target = reward
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="the update uses the table of now: its targets come from a copy made at the start of the episode"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    old = q.copy()
    state = int(env.reset()[0])
    action, total, ended = behaviour(state), 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * old[next_state, next_action])
        q[state, action] += step_size * (target - old[state, action])
        total += float(reward)
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="lives one episode: it gives up after 1000 steps"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total = behaviour(state), 0.0
    for _ in range(1000):
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = reward + (0.0 if terminated else gamma * q[next_state, next_action])
        q[state, action] += step_size * (target - q[state, action])
        total += float(reward)
        if terminated or truncated:
            break
        state, action = next_state, next_action
    return total


# %% wrong="sarsa_episode" why="target uses Q(S', A') of the old table: the entry is shrunk first, which shows where S', A' is S, A again"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    action, total, ended = behaviour(state), 0.0, False
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        q[state, action] *= 1 - step_size
        q[state, action] += step_size * reward
        if not terminated:
            q[state, action] += step_size * gamma * q[next_state, next_action]
        total += float(reward)
        state, action = next_state, next_action
        ended = terminated or truncated
    return total


# %% wrong="sarsa_episode" why="the target takes the action that is really taken: it takes the best one, as Q-learning does"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    state = int(env.reset()[0])
    total, ended = 0.0, False
    while not ended:
        action = behaviour(state)
        observation, reward, terminated, truncated, _ = env.step(action)
        future = 0.0 if terminated else q[int(observation)].max()
        q[state, action] += step_size * (reward + gamma * future - q[state, action])
        total += float(reward)
        state, ended = int(observation), terminated or truncated
    return total


# %% right="convergence_episode" why="loop over the ends of full windows"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"window is {window}, expected at least 1")
    array = np.asarray(returns, dtype=np.float64)
    for end in range(window, len(array) + 1):
        if array[end - window : end].mean() >= level:
            return end
    return None


# %% right="convergence_episode" why="np.convolve with ones, divided afterwards, too short a list apart"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window <= 0:
        raise ValueError("this window came: " + str(window))
    numbers = np.array(returns, dtype=float)
    if numbers.size < window:
        return None
    means = np.convolve(numbers, np.ones(window), mode="valid") / window
    hits = np.flatnonzero(means >= level)
    return int(hits[0]) + window if hits.size else None


# %% right="convergence_episode" why="a deque of the latest returns, plain Python"
from collections import deque


def convergence_episode(returns, level, window):
    if window < 1:
        raise ValueError(f"{window=} makes no mean")
    latest = deque(maxlen=window)
    for count, value in enumerate(np.asarray(returns, dtype=float).tolist(), start=1):
        latest.append(value)
        if len(latest) == window and sum(latest) / window >= level:
            return count
    return None


# %% right="convergence_episode" why="sliding windows and argmax"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if not window >= 1:
        raise ValueError(f"expected a window of at least one episode, not {window}")
    values = np.asarray(returns, dtype=np.float64).ravel()
    if window > len(values):
        return None
    views = np.lib.stride_tricks.sliding_window_view(values, window)
    reached = views.mean(axis=-1) >= level
    if not reached.any():
        return None
    return window + int(reached.argmax())


# %% right="convergence_episode" why="next over a generator, torch does the mean"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"window: {window}")
    values = torch.tensor(np.asarray(returns, dtype=np.float64))
    ends = range(window, values.numel() + 1)
    return next((n for n in ends if values[n - window : n].mean().item() >= level), None)


# %% wrong="convergence_episode" why="only full windows count: incomplete ones at the start are averaged too"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    means = plots.moving_average(returns, window)
    hits = np.flatnonzero(means >= level)
    return int(hits[0]) + 1 if len(hits) else None


# %% wrong="convergence_episode" why="only full windows count: np.convolve swaps its arguments where the window is longer than the returns"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    means = np.convolve(returns, np.ones(window), mode="valid") / window
    for index, mean in enumerate(means):
        if mean >= level:
            return index + window
    return None


# %% wrong="convergence_episode" why="a window below 1 raises: only 0 does"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if not window:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for end in range(window, len(values) + 1):
        if values[end - window : end].mean() >= level:
            return end
    return None


# %% wrong="convergence_episode" why="the error says which window came: its text is fixed"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError("the window must be greater than 0")
    values = np.asarray(returns, dtype=float)
    for end in range(window, len(values) + 1):
        if values[end - window : end].mean() >= level:
            return end
    return None


# %% wrong="convergence_episode" why="for the first time: it looks for the time from which the mean stays there"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    found = None
    for end in range(len(values), window - 1, -1):
        if values[end - window : end].mean() < level:
            break
        found = end
    return found


# %% wrong="convergence_episode" why="at least level: the mean is rounded down to a whole number"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = list(np.asarray(returns, dtype=float))
    for end in range(window, len(values) + 1):
        if sum(values[end - window : end]) // window >= level:
            return end
    return None


# %% wrong="convergence_episode" why="at least level (being equal is enough): strictly greater"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for end in range(window, len(values) + 1):
        if values[end - window : end].mean() > level:
            return end
    return None


# %% wrong="convergence_episode" why="only full windows count: a window longer than the list is made shorter"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    if len(values) == 0:
        return None
    window = min(window, len(values))
    for end in range(window, len(values) + 1):
        if values[end - window : end].mean() >= level:
            return end
    return None


# %% wrong="convergence_episode" why="at least level: np.isclose lets a mean of -35.0003 pass for -35"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for end in range(window, len(values) + 1):
        mean = values[end - window : end].mean()
        if mean > level or np.isclose(mean, level):
            return end
    return None


# %% wrong="convergence_episode" why="returns are not changed: the level is subtracted in place, and added again only where it is found"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    values -= level
    for end in range(window, len(values) + 1):
        if values[end - window : end].sum() >= 0:
            values += level
            return end
    return None


# %% wrong="convergence_episode" why="the latest window returns: the windows do not overlap"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    for end in range(window, len(values) + 1, window):
        if values[end - window : end].mean() >= level:
            return end
    return None


# %% wrong="convergence_episode" why="returns are array-like of any length: the last window is left out when the list is exactly one window long"
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=float)
    if len(values) <= window:
        return None
    for end in range(window, len(values) + 1):
        if values[end - window : end].mean() >= level:
            return end
    return None


# %% right="q_heatmap" why="pyplot, imshow, one bar beside all panels"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    shown = np.where(blank[:, None], np.nan, q)
    highest = np.nanmax(shown)
    figure, axes = plt.subplots(
        1, len(action_names), squeeze=False, figsize=(4 * len(action_names), 3)
    )
    panels = list(axes.ravel())
    for a, (panel, name) in enumerate(zip(panels, action_names, strict=True)):
        image = panel.imshow(shown[:, a].reshape(shape), vmin=lowest, vmax=highest)
        panel.set(title=name, xlabel="column", ylabel="row")
        panel.grid(visible=False)
    figure.colorbar(image, ax=panels, label="action value")
    return figure


# %% right="q_heatmap" why="bare Figure, pcolormesh with y turned round, masked array, bar of a ScalarMappable"
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize


def q_heatmap(q, shape, action_names, blank, lowest):
    rows, columns = shape
    n = len(action_names)
    norm = Normalize(lowest, float(q[~blank].max()))
    figure = Figure(figsize=(8, 2.5 * n), layout="constrained")
    panels = figure.subplots(n, 1, squeeze=False)[:, 0]
    empty = np.asarray(blank).reshape(rows, columns)
    for number in range(n):
        grid = np.ma.masked_array(q[:, number].reshape(rows, columns), mask=empty)
        panels[number].pcolormesh(
            np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, grid, norm=norm, cmap="magma"
        )
        panels[number].invert_yaxis()
        panels[number].set_aspect("equal")
        panels[number].set_title(f"action {action_names[number]}")
        panels[number].set_xlabel("x (column)")
        panels[number].set_ylabel("y (row)")
    figure.colorbar(ScalarMappable(norm, "magma"), ax=list(panels), label="Q")
    return figure


# %% right="q_heatmap" why="add_subplot in a 2-column grid, cells filled by divmod in a loop, a bar in axes of its own"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure = plt.figure(figsize=(10, 6))
    n_rows = math.ceil(len(action_names) / 2)
    top = max(float(q[s, a]) for s in range(len(q)) if not blank[s] for a in range(q.shape[1]))
    drawn = None
    for a, name in enumerate(action_names):
        axes = figure.add_subplot(n_rows, 2, a + 1)
        picture = np.full(shape, np.nan)
        for s in range(len(q)):
            if not blank[s]:
                picture[divmod(s, shape[1])] = q[s, a]
        drawn = axes.imshow(picture, cmap="viridis", clim=(lowest, top), aspect="auto")
        axes.set_title(f"Q(s, {name})")
        axes.set_xlabel("column")
        axes.set_ylabel("row")
        axes.set_xticks(range(shape[1]))
        axes.set_yticks(range(shape[0]))
    figure.subplots_adjust(right=0.85, hspace=0.5, wspace=0.3)
    figure.colorbar(drawn, cax=figure.add_axes((0.9, 0.15, 0.02, 0.7)), label="value")
    return figure


# %% right="q_heatmap" why="a bar of the same scale at each panel, set_clim afterwards"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, layout="constrained", figsize=(14, 3))
    images = []
    for panel, name, values in zip(axes[0], action_names, q.T, strict=True):
        layer = values.astype(float).copy()
        layer[blank] = np.nan
        image = panel.imshow(layer.reshape(shape), interpolation="nearest")
        panel.set(xlabel="column", ylabel="row", title=name)
        figure.colorbar(image, ax=panel)
        images.append(image)
    for image in images:
        image.set_clim(lowest, q[~blank].max())
    return figure


# %% wrong="q_heatmap" why="q is not changed: NaN is written into it"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    q[blank] = np.nan
    highest = np.nanmax(q)
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        image = panel.imshow(q[:, a].reshape(shape), vmin=lowest, vmax=highest)
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure


# %% wrong="q_heatmap" why="colours from lowest to the largest value that is shown: they end at 0"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=0)
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist(), label="Q")
    return figure


# %% wrong="q_heatmap" why="to the largest value that is shown: the largest of the first action only"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    highest = None
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        if highest is None:
            highest = np.nanmax(values)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist(), label="Q")
    return figure


# %% wrong="q_heatmap" why="a colour bar of this scale: the bar's mappable has no norm and runs from 0 to 1"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        panel.imshow(values, vmin=lowest, vmax=highest, cmap="viridis")
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(plt.cm.ScalarMappable(cmap="viridis"), ax=axes.ravel().tolist())
    return figure


# %% wrong="q_heatmap" why="the same colours in all panels: each panel has a colour map of its own"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    maps = ["Blues", "Reds", "Greens", "Purples"]
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False, layout="constrained")
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest, cmap=maps[a % 4])
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
        figure.colorbar(image, ax=panel)
    return figure


# %% wrong="q_heatmap" why="labels on both axes: rows and columns are exchanged"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[a], xlabel="row", ylabel="column")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure


# %% wrong="q_heatmap" why="one panel for each action: there is room for four only, the others are dropped"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    highest = q[~blank].max()
    figure, axes = plt.subplots(2, 2, figsize=(9, 5))
    panels = axes.ravel()
    for a, (panel, name) in enumerate(zip(panels, action_names, strict=False)):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=name, xlabel="column", ylabel="row")
    for panel in panels[len(action_names) :]:
        panel.set_visible(False)
    figure.colorbar(image, ax=panels.tolist())
    return figure


# %% wrong="q_heatmap" why="to the largest value that is shown: blank states are counted"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=q.max())
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure


# %% wrong="q_heatmap" why="one and the same colour scale in all panels: each ends at its own largest value"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=np.nanmax(values))
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
        figure.colorbar(image, ax=panel)
    return figure


# %% wrong="q_heatmap" why="row 0 on top: the picture stands on its head"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, np.nan, q[:, a]).reshape(shape)
        image = panel.pcolormesh(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure


# %% wrong="q_heatmap" why="states in blank are left empty: they get the lowest colour"
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    highest = q[~blank].max()
    figure, axes = plt.subplots(1, len(action_names), squeeze=False)
    for a, panel in enumerate(axes.ravel()):
        values = np.where(blank, lowest, q[:, a]).reshape(shape)
        image = panel.imshow(values, vmin=lowest, vmax=highest)
        panel.set(title=action_names[a], xlabel="column", ylabel="row")
    figure.colorbar(image, ax=axes.ravel().tolist())
    return figure


# %% right="greedy_animation" why="the hint's loop"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state = int(env.reset()[0])
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% right="greedy_animation" why="a generator of frames, policy worked out beforehand, deepcopy"
import copy


def _sample(env, actions, max_steps):
    state, _ = env.reset()
    yield copy.deepcopy(env.render())
    steps, over = 0, False
    while steps < max_steps and not over:
        state, _, terminated, truncated, _ = env.step(actions[state])
        steps, over = steps + 1, terminated or truncated
        yield copy.deepcopy(env.render())


def greedy_animation(env, q, max_steps):
    return animations.from_frames(list(_sample(env, q.argmax(axis=1).tolist(), max_steps)), interval_ms=300)


# %% right="greedy_animation" why="while loop that counts frames, captions, the last of equal maxima"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    observation, _info = env.reset()
    frames = []
    frames.append(env.render().copy())
    is_over = False
    while not is_over and len(frames) < max_steps + 1:
        best = np.flatnonzero(q[observation] == q[observation].max())
        observation, _reward, terminated, truncated, _info = env.step(int(best[-1]))
        frames.append(env.render().copy())
        is_over = bool(terminated or truncated)
    return animations.from_frames(frames, captions=[f"step {i}" for i in range(len(frames))])


# %% wrong="greedy_animation" why="keep a copy of what env.render() returns: the array itself is kept"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state = int(env.reset()[0])
    frames = [np.asarray(env.render())]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.asarray(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="call env.reset() without a seed: it is seeded"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state = int(env.reset(seed=0)[0])
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="call env.reset() once: it is reset twice, and the first frame may show another start"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    env.reset()
    frames = [np.array(env.render())]
    state, _ = env.reset()
    for _ in range(max_steps):
        state, _, terminated, truncated, _ = env.step(int(np.argmax(q[state])))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="until the episode ends: a truncated episode goes on"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state, terminated = int(env.reset()[0]), False
    frames = [np.array(env.render())]
    while not terminated and len(frames) <= max_steps:
        state, _, terminated, _, _ = env.step(int(q[int(state)].argmax()))
        frames.append(np.array(env.render()))
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="acts greedily: the state is never updated, every action is that of the first state"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state, _ = env.reset()
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        next_state, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="a frame after each step: a long episode shows every second one"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state = int(env.reset()[0])
    frames = [np.array(env.render())]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render()))
        if terminated or truncated:
            break
    if len(frames) > 10:
        frames = frames[::2]
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="before the first step and after each step: the frame after the last step is missing"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state, frames = int(env.reset()[0]), []
    for _ in range(max_steps):
        frames.append(np.array(env.render()))
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        if terminated or truncated:
            break
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="until max_steps steps are done: one step too many"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state, over, steps = int(env.reset()[0]), False, 0
    frames = [np.array(env.render())]
    while not over and steps <= max_steps:
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state, over, steps = int(observation), terminated or truncated, steps + 1
        frames.append(np.array(env.render()))
    return animations.from_frames(frames)


# %% wrong="greedy_animation" why="until the episode ends or max_steps: it also stops when it comes to a state that it has seen"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    state = int(env.reset()[0])
    seen, frames = {state}, [np.array(env.render())]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render()))
        if terminated or truncated or state in seen:
            break
        seen.add(state)
    return animations.from_frames(frames)


# %% right="train_taxi" why="the hint's line for epsilon, step size 1, arrays"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q = np.zeros((500, 6))
    lengths = np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state = int(env.reset(seed=seed)[0])
        ended = False
        while not ended:
            if rng.random() < epsilon:
                action = int(rng.integers(6))
            else:
                action = int(rng.choice(np.flatnonzero(q[state] == q[state].max())))
            observation, reward, terminated, truncated, _ = env.step(action)
            future = 0.0 if terminated else q[int(observation)].max()
            q[state, action] = float(reward) + future
            state = int(observation)
            lengths[episode] += 1
            ended = terminated or truncated
    return q, lengths


# %% right="train_taxi" why="lists while learning, greedy on an optimistic table of zeros, random ties only"
def train_taxi(env, n_episodes, rng):
    n_states, n_actions = int(env.observation_space.n), int(env.action_space.n)
    table = [[0.0] * n_actions for _ in range(n_states)]
    lengths = []
    for episode in range(n_episodes):
        if episode:
            state, _ = env.reset()
        else:
            state, _ = env.reset(seed=int(rng.integers(2**31)))
        count = 0
        while True:
            row = table[state]
            top = max(row)
            best = [a for a in range(n_actions) if row[a] == top]
            action = best[int(rng.integers(len(best)))]
            following, reward, terminated, truncated, _ = env.step(action)
            target = float(reward)
            if not terminated:
                target += 0.99 * max(table[following])
            row[action] += 0.9 * (target - row[action])
            state, count = following, count + 1
            if terminated or truncated:
                break
        lengths.append(count)
    return np.array(table), np.array(lengths, dtype=np.int64)


# %% right="train_taxi" why="each episode's steps are gone over backwards once more after its end"
def _model(q, step):
    s, a, r, s2, terminated = step
    q[s, a] = r if terminated else r + q[s2].max()


def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q = np.zeros((500, 6), dtype=np.float64)

    def live_once(epsilon, **seeds):
        observation, _ = env.reset(**seeds)
        steps, over = [], False
        while not over:
            s = int(observation)
            noise = rng.random(6)
            keys = noise if rng.random() < epsilon else np.where(q[s] == q[s].max(), noise, -1)
            a = int(keys.argmax())
            observation, r, terminated, truncated, _ = env.step(a)
            steps.append((s, a, float(r), int(observation), bool(terminated)))
            _model(q, steps[-1])
            over = terminated or truncated
        for step in reversed(steps):
            _model(q, step)
        return len(steps)

    lengths = [
        live_once(
            max(0.0, 0.5 * (1 - 1.2 * k / n_episodes)),
            **({"seed": int(rng.integers(2**31))} if k == 0 else {}),
        )
        for k in range(n_episodes)
    ]
    return q, np.fromiter(lengths, dtype=np.int64, count=n_episodes)


# %% wrong="train_taxi" why="env.reset() without a seed in all others: each episode is seeded"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, ended = int(env.reset(seed=int(rng.integers(2**31)))[0]), False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="all randomness comes from rng, the environment's too: the environment is not seeded"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state, ended = int(env.reset()[0]), False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="the environment's seed comes from rng: it is 0"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=0 if episode == 0 else None)[0])
        ended = False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="all of your randomness comes from rng: exploring actions come from env.action_space.sample()"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        ended = False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            explores = rng.random() < epsilon
            action = int(env.action_space.sample() if explores else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="only terminated cuts the target: truncated cuts it too"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        done = False
        while not done:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            done = terminated or truncated
            q[state, action] = reward + (0.0 if done else q[int(observation)].max())
            state = int(observation)
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="episodes, lived to their end: each is broken off after 60 steps"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        for step in range(60):
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state = int(observation)
            lengths[episode] = step + 1
            if terminated or truncated:
                break
    return q, lengths


# %% wrong="train_taxi" why="train a table by Q-learning: the targets are those of SARSA"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)

    def choose(state, epsilon):
        best = np.flatnonzero(q[state] == q[state].max())
        return int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))

    for episode in range(n_episodes):
        epsilon = max(0.0, 0.2 - 0.4 * episode / n_episodes)
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        action, ended = choose(state, epsilon), False
        while not ended:
            observation, reward, terminated, truncated, _ = env.step(action)
            following = int(observation)
            next_action = choose(following, epsilon)
            q[state, action] = reward + (0.0 if terminated else q[following, next_action])
            state, action = following, next_action
            ended = terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="all of your randomness comes from rng: a generator of its own, made from it"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    seed = int(rng.integers(2**31))
    dice = np.random.default_rng(seed)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=seed if episode == 0 else None)[0])
        ended = False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(dice.integers(6) if dice.random() < epsilon else dice.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="no other resets: after the last episode it resets once more"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        ended = False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
        state = int(env.reset()[0])
    return q, lengths


# %% wrong="train_taxi" why="number of steps of each training episode: the last step of each is not counted"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes)):
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        length = 0
        while True:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < epsilon else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state, action] = reward + (0.0 if terminated else q[int(observation)].max())
            if terminated or truncated:
                break
            state, length = int(observation), length + 1
        lengths[episode] = length
    return q, lengths


# %% wrong="train_taxi" why="the greedy policy must come within one point: a step size of 0.01 learns nothing in 300 episodes"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    q, lengths = np.zeros((500, 6)), np.zeros(n_episodes, dtype=np.int64)
    for episode in range(n_episodes):
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        ended = False
        while not ended:
            best = np.flatnonzero(q[state] == q[state].max())
            action = int(rng.integers(6) if rng.random() < 0.1 else rng.choice(best))
            observation, reward, terminated, truncated, _ = env.step(action)
            target = reward + (0.0 if terminated else 0.99 * q[int(observation)].max())
            q[state, action] += 0.01 * (target - q[state, action])
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths


# %% wrong="train_taxi" why="leave the global generators alone: Python's random is seeded from rng and used"
import random


def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    random.seed(int(rng.integers(2**31)))
    q = [[0.0] * 6 for _ in range(500)]
    lengths = []
    for episode in range(n_episodes):
        epsilon = 0.7 * (1 - episode / n_episodes)
        state = int(env.reset(seed=int(rng.integers(2**31)) if episode == 0 else None)[0])
        ended, length = False, 0
        while not ended:
            if random.random() < epsilon:
                action = random.randrange(6)
            else:
                top = max(q[state])
                action = random.choice([a for a in range(6) if q[state][a] == top])
            observation, reward, terminated, truncated, _ = env.step(action)
            q[state][action] = reward + (0.0 if terminated else max(q[int(observation)]))
            state, ended, length = int(observation), terminated or truncated, length + 1
        lengths.append(length)
    return np.array(q, dtype=np.float64), np.array(lengths, dtype=np.int64)
