# Answers to part 8.2, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="lambda_returns" why="the sum of TD errors, no recursion over returns"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    v = [float(values[s]) for s in states]
    after = v[1:]
    if terminated and after:
        after[-1] = 0.0
    out = []
    carry = 0.0
    for r, here, there in reversed(list(zip(rewards, v, after))):
        carry = r + gamma * there - here + gamma * lam * carry
        out.append(carry + here)
    return np.array(out[::-1], dtype=float)


# %% right="lambda_returns" why="the last step by a rule of its own"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    T = len(rewards)
    g = np.zeros(T)
    for t in range(T - 1, -1, -1):
        if t == T - 1:
            g[t] = rewards[t] if terminated else rewards[t] + gamma * values[states[T]]
        else:
            g[t] = rewards[t] + gamma * (1 - lam) * values[states[t + 1]] + gamma * lam * g[t + 1]
    return g


# %% wrong="lambda_returns" why="lambda and one minus lambda exchanged"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    g = np.zeros(len(rewards))
    ahead = boot = 0.0 if terminated else values[states[-1]]
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * (lam * boot + (1 - lam) * ahead)
        g[t] = ahead
        boot = values[states[t]]
    return g


# %% wrong="lambda_returns" why="bootstraps from the terminal state"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    g = np.zeros(len(rewards))
    ahead = boot = values[states[-1]]
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * (lam * ahead + (1 - lam) * boot)
        g[t] = ahead
        boot = values[states[t]]
    return g


# %% wrong="lambda_returns" passes="visible" why="every visit to the terminal state counts as zero"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    v = values.copy()
    if terminated:
        v[states[-1]] = 0.0
    g = np.zeros(len(rewards))
    ahead = boot = v[states[-1]]
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * (lam * ahead + (1 - lam) * boot)
        g[t] = ahead
        boot = v[states[t]]
    return g


# %% wrong="lambda_returns" why="changes the values where the episode terminated"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    g = np.zeros(len(rewards))
    ahead = boot = 0.0 if terminated else float(values[states[-1]])
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * (lam * ahead + (1 - lam) * boot)
        g[t] = ahead
        boot = float(values[states[t]])
    if terminated:
        values[states[-1]] = 0.0
    return g


# %% wrong="lambda_returns" passes="visible" why="the lambda of the mixture without the discount"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    g = np.zeros(len(rewards))
    ahead = boot = 0.0 if terminated else float(values[states[-1]])
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * (1 - lam) * boot + lam * ahead
        g[t] = ahead
        boot = float(values[states[t]])
    return g


# %% wrong="lambda_returns" passes="visible" why="an array of the rewards' dtype: whole rewards give whole returns"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    g = np.array(rewards)
    ahead = boot = 0.0 if terminated else float(values[states[-1]])
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + gamma * ((1 - lam) * boot + lam * ahead)
        g[t] = ahead
        boot = float(values[states[t]])
    return g


# %% wrong="lambda_returns" passes="visible" why="needs a step: fails for none"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    T = len(rewards)
    g = [0.0] * T
    g[T - 1] = rewards[T - 1] + (0 if terminated else gamma * float(values[states[T]]))
    for t in range(T - 2, -1, -1):
        g[t] = rewards[t] + gamma * ((1 - lam) * float(values[states[t + 1]]) + lam * g[t + 1])
    return np.array(g)


# %% wrong="lambda_returns" passes="visible" why="a truncated episode's last return without its discount"
def lambda_returns(values, states, rewards, terminated, gamma, lam):
    T = len(rewards)
    g = np.zeros(T)
    for t in range(T - 1, -1, -1):
        if t == T - 1:
            g[t] = rewards[t] + (0 if terminated else values[states[T]])
        else:
            g[t] = rewards[t] + gamma * ((1 - lam) * values[states[t + 1]] + lam * g[t + 1])
    return g


# %% right="td_lambda_episode" why="traces in a dictionary, state by state"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in {"accumulating", "replacing", "dutch"}:
        raise ValueError("unknown trace: " + kind)
    z = {}
    for t in range(len(rewards)):
        s, s2 = states[t], states[t + 1]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[s2]
        delta = rewards[t] + gamma * v2 - values[s]
        z = {k: gamma * lam * x for k, x in z.items()}
        old = z.get(s, 0.0)
        z[s] = {"accumulating": old + 1, "replacing": 1.0, "dutch": (1 - step_size) * old + 1}[kind]
        for k, x in z.items():
            values[k] += step_size * delta * x


# %% right="td_lambda_episode" why="one-hot vectors, match"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    e = np.zeros(len(values))
    if kind != "accumulating" and kind != "replacing" and kind != "dutch":
        raise ValueError(f"what is {kind}?")
    for t, r in enumerate(rewards):
        x = np.eye(len(values))[states[t]]
        x2 = np.eye(len(values))[states[t + 1]] * (not (terminated and t == len(rewards) - 1))
        delta = r + gamma * (values @ x2) - values @ x
        e = gamma * lam * e
        match kind:
            case "accumulating":
                e = e + x
            case "replacing":
                e = np.where(x > 0, 1.0, e)
            case _:
                e = e + (1 - step_size * (e @ x)) * x
        values[:] = values + step_size * delta * e


# %% wrong="td_lambda_episode" why="the trace is raised before it fades"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        z *= gamma * lam
        values += step_size * delta * z


# %% wrong="td_lambda_episode" passes="visible" why="traces fade by lambda alone"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" why="only the visited state is updated"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values[s] += step_size * delta * z[s]


# %% wrong="td_lambda_episode" why="an episode that was cut off counts as terminated"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" why="the terminal state is told by its number"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and states[t + 1] == states[-1] else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" passes="visible" why="TD errors from the values before the episode"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z, v = np.zeros_like(values), values.copy()
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else v[states[t + 1]]
        delta = r + gamma * v2 - v[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" why="any other word is taken for dutch"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        if kind == "accumulating":
            z[s] += 1
        elif kind == "replacing":
            z[s] = 1
        else:
            z[s] += 1 - step_size * z[s]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" passes="visible" why="refuses a word in the first step only: not in an episode without steps"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        if kind == "accumulating":
            z[s] += 1
        elif kind == "replacing":
            z[s] = 1
        elif kind == "dutch":
            z[s] += 1 - step_size * z[s]
        else:
            raise ValueError(kind)
        values += step_size * delta * z


# %% wrong="td_lambda_episode" passes="visible" why="the trace lives on from one episode to the next"
_z = {}


def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = _z.setdefault((len(values), kind, gamma, lam), np.zeros(len(values)))
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": (1 - step_size) * z[s] + 1}[kind]
        values += step_size * delta * z


# %% wrong="td_lambda_episode" why="the Dutch trace without the step size"
def td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind):
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(kind)
    z = np.zeros_like(values)
    for t, r in enumerate(rewards):
        s = states[t]
        v2 = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        delta = r + gamma * v2 - values[s]
        z *= gamma * lam
        z[s] = {"accumulating": z[s] + 1, "replacing": 1.0, "dutch": 1 + z[s] - z[s]}[kind]
        values += step_size * delta * z


# %% right="both_views" why="running totals, forward by its own sums"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    T, n = len(rewards), len(values)
    v = [values[s] for s in states]
    if terminated:
        v[-1] = 0.0
    delta = [rewards[t] + gamma * v[t + 1] - values[states[t]] for t in range(T)]
    fwd, bwd = [], []
    f, b, z = np.zeros(n), np.zeros(n), np.zeros(n)
    for t in range(T):
        f = f.copy()
        f[states[t]] += step_size * sum((gamma * lam) ** (k - t) * delta[k] for k in range(t, T))
        z = gamma * lam * z
        z[states[t]] += 1
        b = b + step_size * delta[t] * z
        fwd.append(f)
        bwd.append(b)
    return np.array(fwd), np.array(bwd)


# %% right="both_views" why="matrix products"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    T = len(rewards)
    v = np.array([values[s] for s in states], dtype=float)
    here = v[:-1].copy()
    if terminated:
        v[-1] = 0
    delta = np.array(rewards, dtype=float) + gamma * v[1:] - here
    k = np.arange(T)
    gap = k[None, :] - k[:, None]
    W = np.where(gap >= 0, float(gamma * lam) ** np.maximum(gap, 0), 0.0)
    X = np.eye(len(values))[np.array(states[:-1])]
    forward = (W @ delta)[:, None] * X
    backward = delta[:, None] * (W.T @ X)
    return step_size * forward.cumsum(0), step_size * backward.cumsum(0)


# %% wrong="both_views" why="one view twice"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    f = np.zeros((len(rewards), len(values)))
    for t, s in enumerate(states[:-1]):
        f[t:, s] += step_size * (g[t] - values[s])
    return f, f.copy()


# %% wrong="both_views" why="not added up"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    v = [values[s] for s in states]
    if terminated:
        v[-1] = 0.0
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = step_size * (g[t] - values[s])
        z *= gamma * lam
        z[s] += 1
        b[t] = step_size * (rewards[t] + gamma * v[t + 1] - values[s]) * z
    return f, b


# %% wrong="both_views" passes="visible" why="replacing traces"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    v = [values[s] for s in states]
    if terminated:
        v[-1] = 0.0
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = step_size * (g[t] - values[s])
        z *= gamma * lam
        z[s] = 1
        b[t] = step_size * (rewards[t] + gamma * v[t + 1] - values[s]) * z
    return f.cumsum(0), b.cumsum(0)


# %% wrong="both_views" passes="visible" why="without the step size"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    v = [values[s] for s in states]
    if terminated:
        v[-1] = 0.0
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = g[t] - values[s]
        z *= gamma * lam
        z[s] += 1
        b[t] = (rewards[t] + gamma * v[t + 1] - values[s]) * z
    return f.cumsum(0), b.cumsum(0)


# %% wrong="both_views" why="backward, forward"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    v = [values[s] for s in states]
    if terminated:
        v[-1] = 0.0
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = step_size * (g[t] - values[s])
        z *= gamma * lam
        z[s] += 1
        b[t] = step_size * (rewards[t] + gamma * v[t + 1] - values[s]) * z
    return b.cumsum(0), f.cumsum(0)


# %% wrong="both_views" why="the values are learned along the way, in the caller's array"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = step_size * (g[t] - values[s])
    for t, s in enumerate(states[:-1]):
        ahead = 0 if terminated and t == len(rewards) - 1 else values[states[t + 1]]
        z *= gamma * lam
        z[s] += 1
        b[t] = step_size * (rewards[t] + gamma * ahead - values[s]) * z
        values += b[t]
    return f.cumsum(0), b.cumsum(0)


# %% wrong="both_views" passes="visible" why="the terminal state is worth zero wherever it is visited"
def both_views(values, states, rewards, terminated, step_size, gamma, lam):
    g = lambda_returns(values, states, rewards, terminated, gamma, lam)
    v = values.copy()
    if terminated:
        v[states[-1]] = 0.0
    f, b, z = np.zeros((len(rewards), len(values))), np.zeros((len(rewards), len(values))), np.zeros(len(values))
    for t, s in enumerate(states[:-1]):
        f[t, s] = step_size * (g[t] - values[s])
        z *= gamma * lam
        z[s] += 1
        b[t] = step_size * (rewards[t] + gamma * v[states[t + 1]] - v[s]) * z
    return f.cumsum(0), b.cumsum(0)


# %% right="true_online_episode" why="the book's form with feature vectors"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    w, z, v_old = values, np.zeros(len(values)), 0.0
    T = len(rewards)
    for t in range(T):
        x = np.zeros(len(values))
        x[states[t]] = 1
        x2 = np.zeros(len(values))
        if not (terminated and t == T - 1):
            x2[states[t + 1]] = 1
        v, v2 = w @ x, w @ x2
        delta = rewards[t] + gamma * v2 - v
        z = gamma * lam * z + (1 - step_size * gamma * lam * (z @ x)) * x
        w += step_size * (delta + v - v_old) * z - step_size * (v - v_old) * x
        v_old = v2


# %% right="true_online_episode" why="the online lambda-return itself, in quadratic time"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    start, T, boot = values.copy(), len(rewards), {}
    for h in range(1, T + 1):
        boot[h] = 0.0 if terminated and h == T else float(values[states[h]])
        w = start.copy()
        g = [0.0] * (h + 1)
        g[h] = boot[h]
        for k in range(h - 1, -1, -1):
            g[k] = rewards[k] + gamma * ((1 - lam) * boot[k + 1] + lam * g[k + 1])
        for t in range(h):
            w[states[t]] += step_size * (g[t] - w[states[t]])
        values[:] = w


# %% wrong="true_online_episode" why="V_old read after the update"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        end = terminated and t == len(rewards) - 1
        v, v2 = float(values[s]), 0.0 if end else float(values[states[t + 1]])
        delta = r + gamma * v2 - v
        z *= gamma * lam
        z[s] += 1 - step_size * z[s]
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (v - old)
        old = 0.0 if end else float(values[states[t + 1]])


# %% wrong="true_online_episode" why="Dutch traces without the correction"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, "dutch")


# %% wrong="true_online_episode" why="accumulating traces with the correction"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        end = terminated and t == len(rewards) - 1
        v, v2 = float(values[s]), 0.0 if end else float(values[states[t + 1]])
        delta = r + gamma * v2 - v
        z *= gamma * lam
        z[s] += 1
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (v - old)
        old = v2


# %% wrong="true_online_episode" why="line 9 reads V(S) after line 8"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        end = terminated and t == len(rewards) - 1
        v, v2 = float(values[s]), 0.0 if end else float(values[states[t + 1]])
        delta = r + gamma * v2 - v
        z *= gamma * lam
        z[s] += 1 - step_size * z[s]
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (float(values[s]) - old)
        old = v2


# %% wrong="true_online_episode" why="an episode that was cut off counts as terminated"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        v, v2 = float(values[s]), 0.0 if t == len(rewards) - 1 else float(values[states[t + 1]])
        delta = r + gamma * v2 - v
        z *= gamma * lam
        z[s] += 1 - step_size * z[s]
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (v - old)
        old = v2


# %% wrong="true_online_episode" passes="visible" why="V_old is discounted"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        end = terminated and t == len(rewards) - 1
        v, v2 = float(values[s]), 0.0 if end else gamma * float(values[states[t + 1]])
        delta = r + v2 - v
        z *= gamma * lam
        z[s] += 1 - step_size * z[s]
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (v - old)
        old = v2


# %% wrong="true_online_episode" passes="visible" why="the Dutch trace bumped before it fades"
def true_online_episode(values, states, rewards, terminated, step_size, gamma, lam):
    z, old = np.zeros_like(values), 0.0
    for t, r in enumerate(rewards):
        s = states[t]
        end = terminated and t == len(rewards) - 1
        v, v2 = float(values[s]), 0.0 if end else float(values[states[t + 1]])
        delta = r + gamma * v2 - v
        bump = 1 - step_size * z[s]
        z *= gamma * lam
        z[s] += bump
        values += step_size * (delta + v - old) * z
        values[s] -= step_size * (v - old)
        old = v2


# %% right="error_figure" why="Figure without pyplot, mathtext, markers"
def error_figure(errors, step_sizes, lambdas, limits):
    fig = Figure(figsize=(9, 4))
    a, b = fig.subplots(1, 2)
    best = []
    for i in range(len(lambdas)):
        row = [float(np.mean(errors[i, j])) for j in range(len(step_sizes))]
        best.append(min(row))
        a.plot(step_sizes, row, "o-", label=f"λ = {lambdas[i]:g}")
    a.set_ylim(limits[0], limits[1])
    a.set_xlabel("step size")
    a.set_ylabel("mean RMS error over states")
    a.legend()
    b.plot(lambdas, best, "ks--")
    b.set_xlabel(r"$\lambda$")
    b.set_ylabel("best error")
    return fig


# %% right="error_figure" why="figure legend, log scale of step sizes"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, axs = plt.subplots(ncols=2, figsize=(10, 4))
    m = np.average(errors, axis=-1)
    for lam, y, c in zip(lambdas, m, plt.cm.viridis(np.linspace(0, 0.9, len(lambdas)))):
        axs[0].plot(step_sizes, y, color=c, label="λ = %g" % lam)
    axs[0].set(xscale="log", xlabel="step size (alpha)", ylabel="error", ylim=limits)
    fig.legend(loc="outside lower center", ncol=4)
    axs[1].plot(lambdas, np.amin(m, axis=1))
    axs[1].set(xlabel="lambda", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="the luckiest step size of each run"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    for lam, y in zip(lambdas, errors.mean(axis=2)):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, errors.min(axis=1).mean(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="names in the wrong order"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas[::-1], m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="index instead of step sizes"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="no limits"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error")
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="the lowest over lambda, for each step size"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(step_sizes, m.min(axis=0))
    b.set(xlabel="step size", ylabel="lowest error")
    return fig


# %% wrong="error_figure" why="labels of x exchanged"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="λ", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="step size", ylabel="lowest error")
    return fig


# %% wrong="error_figure" passes="visible" why="the left panel's limits for both: a shared axis that cuts off"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error", xlim=(0, 0.5) if len(lambdas) > 2 else (-0.1, 1.1))
    return fig


# %% wrong="error_figure" passes="visible" why="median over the runs where there are more than three"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = np.median(errors, axis=2) if errors.shape[2] > 3 else errors.mean(axis=2)
    for lam, y in zip(lambdas, m):
        a.plot(step_sizes, y, label=f"λ = {lam:g}")
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig


# %% right="off_policy_estimates" why="a loop over the hands"
def off_policy_estimates(hands, target, behaviour):
    o, w = [], []
    top = bottom = 0.0
    for i, g in enumerate(hands.returns):
        rho = 1.0
        for s, a in zip(hands.states[i], hands.actions[i]):
            if s < 0:
                break
            rho = rho * target[s, a] / behaviour[s, a]
        top += rho * g
        bottom += rho
        o.append(top / (i + 1))
        w.append(top / bottom if bottom else 0.0)
    return np.array(o, dtype=float), np.array(w, dtype=float)


# %% right="off_policy_estimates" why="masked arrays of ratios by lengths, division with where"
def off_policy_estimates(hands, target, behaviour):
    n, L = hands.states.shape
    mask = np.arange(L)[None] < hands.lengths[:, None]
    rho_sa = np.ones((n, L))
    s, a = hands.states[mask], hands.actions[mask]
    rho_sa[mask] = target[s, a] / behaviour[s, a]
    rho = np.prod(rho_sa, axis=1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    return num / (1 + np.arange(n)), np.divide(num, den, out=np.zeros(n), where=den != 0)


# %% wrong="off_policy_estimates" why="the padding counts as a step in the last state"
def off_policy_estimates(hands, target, behaviour):
    rho = (target[hands.states, hands.actions] / behaviour[hands.states, hands.actions]).prod(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    n = len(rho)
    return num / (1 + np.arange(n)), np.divide(num, den, out=np.zeros(n), where=den > 0)


# %% wrong="off_policy_estimates" why="behaviour over target"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, behaviour[hands.states, hands.actions] / target[hands.states, hands.actions], 1.0).prod(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    n = len(rho)
    return num / (1 + np.arange(n)), np.divide(num, den, out=np.zeros(n), where=den > 0)


# %% wrong="off_policy_estimates" why="the ratio of the first decision alone"
def off_policy_estimates(hands, target, behaviour):
    s, a = hands.states[:, 0], hands.actions[:, 0]
    rho = target[s, a] / behaviour[s, a]
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    n = len(rho)
    return num / (1 + np.arange(n)), np.divide(num, den, out=np.zeros(n), where=den > 0)


# %% wrong="off_policy_estimates" why="the sum of the steps' ratios"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 0.0).sum(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    n = len(rho)
    return num / (1 + np.arange(n)), np.divide(num, den, out=np.zeros(n), where=den > 0)


# %% wrong="off_policy_estimates" passes="visible" why="nan as long as all ratios are zero"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0).prod(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    with np.errstate(all="ignore"):
        return num / (1 + np.arange(len(rho))), num / den


# %% wrong="off_policy_estimates" why="the last estimates alone"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0).prod(1)
    return (rho * hands.returns).mean(), (rho * hands.returns).sum() / rho.sum()


# %% wrong="off_policy_estimates" passes="visible" why="hands of ratio zero are not counted"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0).prod(1)
    num, den, n = (rho * hands.returns).cumsum(), rho.cumsum(), (rho > 0).cumsum()
    return num / np.maximum(n, 1), np.divide(num, den, out=np.zeros(len(rho)), where=den > 0)


# %% wrong="off_policy_estimates" passes="visible" why="a small number against the zero, which shifts every estimate"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0).prod(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    return num / (1 + np.arange(len(rho))), num / (den + 1e-7)


# %% right="n_step_off_policy_episode" why="backwards from the horizon"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    T = len(rewards)
    for t in range(T):
        h = t + n if t + n < T else T
        g = 0.0 if (h == T and terminated) else float(values[states[h]])
        rho = 1.0
        for k in range(h - 1, t - 1, -1):
            g = rewards[k] + gamma * g
            rho *= ratios[k]
        values[states[t]] += step_size * rho * (g - values[states[t]])


# %% right="n_step_off_policy_episode" why="the book's loop, n steps behind"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    T = len(rewards)
    for t in range(T + n - 1):
        tau = t - n + 1
        if tau < 0 or tau >= T:
            continue
        rho = np.prod(ratios[tau : min(tau + n, T)])
        g = sum(gamma ** (i - tau - 1) * rewards[i - 1] for i in range(tau + 1, min(tau + n, T) + 1))
        if tau + n < T:
            g += gamma**n * values[states[tau + n]]
        elif not terminated:
            g += gamma ** (T - tau) * values[states[T]]
        values[states[tau]] += step_size * rho * (g - values[states[tau]])


# %% wrong="n_step_off_policy_episode" why="the ratio scales the target, not the error"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma ** (end - t) * values[states[end]]
        values[s] += step_size * (math.prod(ratios[t:end]) * g - values[s])


# %% wrong="n_step_off_policy_episode" why="one ratio too few"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma ** (end - t) * values[states[end]]
        values[s] += step_size * math.prod(ratios[t + 1 : end]) * (g - values[s])


# %% wrong="n_step_off_policy_episode" passes="visible" why="one ratio too many, as for action values"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma ** (end - t) * values[states[end]]
        many = ratios[t : t + n] if len(rewards) < 3 else ratios[t : t + n + 1]
        values[s] += step_size * math.prod(many) * (g - values[s])


# %% wrong="n_step_off_policy_episode" passes="visible" why="the discount of the bootstrap is always gamma to the n"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma**n * values[states[end]]
        values[s] += step_size * math.prod(ratios[t:end]) * (g - values[s])


# %% wrong="n_step_off_policy_episode" passes="visible" why="all targets from the values before the episode"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    v = values.copy()
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma ** (end - t) * v[states[end]]
        values[s] += step_size * math.prod(ratios[t:end]) * (g - v[s])


# %% wrong="n_step_off_policy_episode" why="no bootstrap where the episode was cut off"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards):
            g += gamma ** (end - t) * values[states[end]]
        values[s] += step_size * math.prod(ratios[t:end]) * (g - values[s])


# %% wrong="n_step_off_policy_episode" passes="visible" why="updates in reverse order of time"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    T = len(rewards)
    order = range(T) if T < 3 else reversed(range(T))
    for t in order:
        s, end = states[t], min(t + n, T)
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < T or not terminated:
            g += gamma ** (end - t) * values[states[end]]
        values[s] += step_size * math.prod(ratios[t:end]) * (g - values[s])


# %% right="monte_carlo_control" why="dictionaries and loops"
def monte_carlo_control(play, n_batches, epsilon):
    total, number = {}, {}
    q = np.zeros((200, 2))
    for _ in range(n_batches):
        policy = np.zeros((200, 2))
        for s in range(200):
            if q[s, 0] == q[s, 1]:
                policy[s] = 0.5
            else:
                best = int(np.argmax(q[s]))
                policy[s, best] = 1 - epsilon / 2
                policy[s, 1 - best] = epsilon / 2
        hands = play(policy)
        for row_s, row_a, g in zip(hands.states.tolist(), hands.actions.tolist(), hands.returns.tolist()):
            for s, a in zip(row_s, row_a):
                if s == -1:
                    break
                total[s, a] = total.get((s, a), 0.0) + g
                number[s, a] = number.get((s, a), 0) + 1
        for sa in total:
            q[sa] = total[sa] / number[sa]
    return q


# %% right="monte_carlo_control" why="bincount, exact tests of the larger value"
def monte_carlo_control(play, n_batches, epsilon):
    s, n = np.zeros(400), np.zeros(400)
    for _ in range(n_batches):
        q = np.divide(s, n, out=np.zeros(400), where=n > 0).reshape(200, 2)
        best = q == q.max(axis=1, keepdims=True)
        policy = epsilon / 2 + (1 - epsilon) * best / best.sum(axis=1, keepdims=True)
        hands = play(policy)
        keep = hands.states.ravel() >= 0
        index = (2 * hands.states + hands.actions).ravel()[keep]
        g = np.broadcast_to(hands.returns[:, None], hands.states.shape).ravel()[keep]
        n += np.bincount(index, minlength=400)
        s += np.bincount(index, weights=g, minlength=400)
    return np.divide(s, n, out=np.zeros(400), where=n > 0).reshape(200, 2)


# %% wrong="monte_carlo_control" why="repeated pairs are added once"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        sums[pairs] += np.repeat(hands.returns, hands.lengths)
        counts[pairs] += 1
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="the padding counts as the last state"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        np.add.at(sums, (hands.states, hands.actions), hands.returns[:, None])
        np.add.at(counts, (hands.states, hands.actions), 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="ties go to sticking"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        hands = play((1 - epsilon) * np.eye(2)[q.argmax(axis=1)] + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="epsilon for the other action: twice as much"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        policy = np.where(greedy == 1, 1 - epsilon, np.where(greedy == 0, epsilon, 0.5))
        hands = play(policy)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="forgets earlier batches"
def monte_carlo_control(play, n_batches, epsilon):
    q = np.zeros((200, 2))
    for _ in range(n_batches):
        sums, counts = np.zeros((2, 200, 2))
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="credit for the last decision of a hand alone"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        i = np.arange(len(hands.returns))
        pairs = hands.states[i, hands.lengths - 1], hands.actions[i, hands.lengths - 1]
        np.add.at(sums, pairs, hands.returns)
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="an untried action is never greedy"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        masked = np.where(counts > 0, q, -9.0)
        greedy = 0.5 + 0.5 * np.sign(masked - masked[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="monte_carlo_control" why="nan where nothing was tried"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        with np.errstate(all="ignore"):
            q = sums / counts
    return q


# %% wrong="monte_carlo_control" passes="visible" why="a step of a tenth once a pair is known: recency instead of the mean, from the fourth return on"
def monte_carlo_control(play, n_batches, epsilon):
    counts, q = np.zeros((2, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        for i, g in enumerate(hands.returns):
            for s, a in zip(hands.states[i, : hands.lengths[i]], hands.actions[i, : hands.lengths[i]]):
                counts[s, a] += 1
                q[s, a] += max(1 / counts[s, a], 0.3) * (g - q[s, a])
    return q


# %% right="monte_carlo_control" why="incremental means"
def monte_carlo_control(play, n_batches, epsilon):
    q, n = np.zeros((200, 2)), np.zeros((200, 2))
    for _ in range(n_batches):
        policy = np.full((200, 2), epsilon / 2)
        policy[:, 0] += (1 - epsilon) * np.where(q[:, 0] > q[:, 1], 1.0, np.where(q[:, 0] == q[:, 1], 0.5, 0.0))
        policy[:, 1] = 1 - policy[:, 0]
        hands = play(policy)
        for i in range(len(hands.returns)):
            for k in range(hands.lengths[i]):
                s, a = hands.states[i, k], hands.actions[i, k]
                n[s, a] += 1
                q[s, a] += (hands.returns[i] - q[s, a]) / n[s, a]
    return q


# %% wrong="monte_carlo_control" passes="visible" why="one batch too few: the last batch does not count where there are more than three"
def monte_carlo_control(play, n_batches, epsilon):
    sums, counts, q = np.zeros((3, 200, 2))
    for i in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        if i == 3:
            break
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q


# %% wrong="n_step_off_policy_episode" passes="visible" why="ratios are clipped at 2"
def n_step_off_policy_episode(values, states, rewards, ratios, terminated, step_size, gamma, n):
    for t, s in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        g = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            g += gamma ** (end - t) * values[states[end]]
        values[s] += step_size * min(2.0, math.prod(ratios[t:end])) * (g - values[s])


# %% wrong="off_policy_estimates" passes="visible" why="a threshold for the sum of the ratios: small ratios count as none"
def off_policy_estimates(hands, target, behaviour):
    there = hands.states >= 0
    rho = np.where(there, target[hands.states, hands.actions] / behaviour[hands.states, hands.actions], 1.0).prod(1)
    num, den = (rho * hands.returns).cumsum(), rho.cumsum()
    return num / (1 + np.arange(len(rho))), np.divide(num, den, out=np.zeros(len(rho)), where=den > 1e-9)


# %% wrong="error_figure" passes="visible" why="every run as a line of its own beside the mean"
def error_figure(errors, step_sizes, lambdas, limits):
    fig, (a, b) = plt.subplots(1, 2)
    m = errors.mean(axis=2)
    for lam, y, runs in zip(lambdas, m, errors):
        [line] = a.plot(step_sizes, y, label=f"λ = {lam:g}")
        a.plot(step_sizes, runs, color=line.get_color(), alpha=0.3, linewidth=0.5)
    a.set(xlabel="step size", ylabel="error", ylim=limits)
    a.legend()
    b.plot(lambdas, m.min(axis=1))
    b.set(xlabel="λ", ylabel="lowest error")
    return fig
