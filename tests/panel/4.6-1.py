# %% right="coffee_by_hand" why="the two closed formulas over one denominator"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    denominator = (1 - gamma) * (2 + gamma)
    return (4 - gamma) / denominator, (5 * gamma - 2) / denominator


# %% right="coffee_by_hand" why="awake first, drowsy from its own equation"
def coffee_by_hand(gamma):
    awake = (2 - gamma / 2) / (1 - gamma / 2 - gamma**2 / 2)
    drowsy = -1 + gamma * awake
    return (awake, drowsy)


# %% right="coffee_by_hand" why="Cramer's rule with determinants written out"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    # (1 - g/2) a - g/2 d = 2  and  -g a + d = -1
    a11, a12, b1 = 1 - gamma / 2, -gamma / 2, 2.0
    a21, a22, b2 = -gamma, 1.0, -1.0
    det = a11 * a22 - a12 * a21
    return float((b1 * a22 - a12 * b2) / det), float((a11 * b2 - a21 * b1) / det)


# %% right="coffee_by_hand" why="partial fractions, a helper called _model"
def _model(g):
    return 1 / (1 - g) + 2 / (2 + g)


def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = _model(gamma)
    return awake, gamma * awake - 1.0


# %% right="coffee_by_hand" why="exact fractions, turned to floats at the end"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    g = Fraction(gamma)
    below = 2 - g - g * g
    return tuple(float(above / below) for above in (4 - g, 5 * g - 2))


# %% wrong="coffee_by_hand" why="solve them for a general gamma < 1: a hundred rounds of iteration are far off near 1"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake, drowsy = 0.0, 0.0
    for _ in range(100):
        awake, drowsy = 2 + gamma * (awake + drowsy) / 2, -1 + gamma * awake
    return awake, drowsy


# %% wrong="coffee_by_hand" why="returns the values: they are rounded to two digits"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (4 - gamma) / ((1 - gamma) * (2 + gamma))
    return round(awake, 2), round(gamma * awake - 1, 2)


# %% wrong="coffee_by_hand" why="returns a tuple: it returns a list"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (4 - gamma) / ((1 - gamma) * (2 + gamma))
    return [awake, gamma * awake - 1]


# %% wrong="coffee_by_hand" why="for a general gamma < 1: a guard against division by zero changes the values above 0.95"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    rest = max(1 - gamma, 0.05)
    awake = (4 - gamma) / (rest * (2 + gamma))
    drowsy = -1 + gamma * awake
    return awake, drowsy


# %% wrong="coffee_by_hand" why="the value of awake, and that of drowsy: the other way round"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    denominator = 2 - gamma - gamma**2
    return (5 * gamma - 2) / denominator, (4 - gamma) / denominator


# %% wrong="coffee_by_hand" why="coffee wakes up: here half of the drinkers stay drowsy"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    # a = 2 + g (a + d) / 2,  d = -1 + g (a + d) / 2
    both = 1 / (1 - gamma)  # a + d
    return 2 + gamma * both / 2, -1 + gamma * both / 2


# %% wrong="coffee_by_hand" why="drinks when drowsy: the discount of the step after the coffee is forgotten"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (2 - gamma / 2) / (1 - gamma)
    return awake, -1 + awake


# %% wrong="coffee_by_hand" why="returns floats: it returns one-element tensors, in float32 precision"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    g = torch.tensor(gamma)
    awake = (4 - g) / ((1 - g) * (2 + g))
    return awake, g * awake - 1


# %% right="tipping_point" why="the fraction"
def tipping_point() -> float:
    return 2 / 3


# %% right="tipping_point" why="three digits are enough"
def tipping_point() -> float:
    return 0.667


# %% right="tipping_point" why="quadratic formula of 3 g^2 - 14 g + 8"
def tipping_point() -> float:
    a, b, c = 3, -14, 8
    return (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)


# %% right="tipping_point" why="bisection of the two formulas"
def tipping_point() -> float:
    def gain(g):
        return (5 * g - 2) / ((1 - g) * (2 + g)) - 2 / (2 - g)

    low, high = 0.1, 0.9
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if gain(middle) < 0 else (low, middle)
    return low


# %% right="tipping_point" why="NumPy's roots of the quadratic equation, the one between 0 and 1"
def tipping_point() -> float:
    return float(next(r for r in np.roots([3.0, -14.0, 8.0]).real if 0 < r < 1))


# %% wrong="tipping_point" why="right to at least three digits: two digits"
def tipping_point() -> float:
    return 0.67


# %% wrong="tipping_point" why="right to three digits: interpolated in a straight line between 0.5 and 0.8 of the table"
def tipping_point() -> float:
    at_half, at_four_fifths = 1.333 - 0.4, 1.667 - 3.571
    return 0.5 + 0.3 * at_half / (at_half - at_four_fifths)


# %% wrong="tipping_point" why="right to three digits: the bisection stops when the interval is 0.02 wide"
def tipping_point() -> float:
    low, high = 0.5, 0.8
    while high - low > 0.02:
        middle = (low + high) / 2
        coffee = (5 * middle - 2) / ((1 - middle) * (2 + middle))
        low, high = (middle, high) if coffee < 2 / (2 - middle) else (low, middle)
    return low


# %% wrong="tipping_point" why="strictly between 0 and 1: the other root of the quadratic equation"
def tipping_point() -> float:
    return (14 + math.sqrt(14**2 - 4 * 3 * 8)) / 6


# %% wrong="tipping_point" why="equally good when drowsy: the middle of the interval in the table"
def tipping_point() -> float:
    return (0.5 + 0.8) / 2


# %% wrong="tipping_point" why="equally good when drowsy: an awake reader is taken never to get drowsy again, a = 2 / (1 - g)"
def tipping_point() -> float:
    # -1 + 2 g / (1 - g) = 2 / (2 - g)  =>  3 g^2 - 7 g + 4 = 2 - 2 g ... by halving
    low, high = 0.0, 0.9
    for _ in range(60):
        g = (low + high) / 2
        low, high = (g, high) if -1 + 2 * g / (1 - g) < 2 / (2 - g) else (low, g)
    return low


# %% wrong="tipping_point" why="discount at which both are equally good: a grid of steps of 0.01, the first where coffee is better"
def tipping_point() -> float:
    for percent in range(1, 100):
        g = percent / 100
        if (5 * g - 2) / ((1 - g) * (2 + g)) >= 2 / (2 - g):
            return g
    return 1.0


# %% right="state_values" why="einsum and solve, as in the hint"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(mean_reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)


# %% right="state_values" why="batched matrix products, solve with a column, squeeze"
def state_values(reward, continuation, policy, gamma):
    rows = policy.unsqueeze(1)
    P = torch.bmm(rows, continuation).squeeze(1)
    r = torch.bmm(rows, reward.unsqueeze(2)).squeeze(2)
    A = -gamma * P
    A.diagonal().add_(1.0)
    return torch.linalg.solve(A, r).squeeze(1)


# %% right="state_values" why="broadcasting and LU factors, helper called _loss"
def _loss(weights, table):
    while_shape = weights.reshape(*weights.shape, *[1] * (table.ndim - 2))
    return (while_shape * table).sum(1)


def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    right = _loss(policy, reward)
    left = torch.eye(reward.size(0)).to(reward) - gamma * _loss(policy, continuation)
    factors, pivots = torch.linalg.lu_factor(left)
    return torch.linalg.lu_solve(factors, pivots, right[:, None])[:, 0]


# %% right="state_values" why="inverse times reward"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    n = reward.shape[0]
    p_pi = (policy[:, None, :] @ continuation)[:, 0, :]
    r_pi = torch.einsum("sa,sa->s", policy, reward)
    return torch.linalg.inv(torch.eye(n, dtype=reward.dtype) - gamma * p_pi) @ r_pi


# %% wrong="state_values" why="average over the policy's actions: only the likeliest action is used"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    action = policy.argmax(dim=1)
    states = torch.arange(len(action))
    matrix = torch.eye(len(action), dtype=torch.float64) - gamma * continuation[states, action]
    return torch.linalg.solve(matrix, reward[states, action])


# %% wrong="state_values" why="any number of states and actions: the identity has A rows"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(policy.shape[1], dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, (policy * reward).sum(dim=1))


# %% wrong="state_values" why="exactly: a power of a matrix makes 64 sweeps"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    n = len(reward)
    step = torch.zeros(n + 1, n + 1, dtype=torch.float64)
    step[:n, :n] = gamma * torch.einsum("sa,sat->st", policy, continuation)
    step[:n, n] = (policy * reward).sum(dim=1)
    step[n, n] = 1.0
    return torch.linalg.matrix_power(step, 64)[:n, n]


# %% wrong="state_values" why="float64: the system is solved in float32"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    p = torch.einsum("sa,sat->st", policy, continuation).float()
    r = (policy * reward).sum(dim=1).float()
    return torch.linalg.solve(torch.eye(len(r)) - gamma * p, r).double()


# %% wrong="state_values" why="the answer holds no Python loop and no comprehension at all: it has one"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    rows = torch.stack([policy[s] @ continuation[s] for s in range(len(reward))])
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * rows, (policy * reward).sum(dim=1))


# %% wrong="state_values" why="mean over the policy in both: rewards are averaged, transitions are summed over the actions evenly"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    r = (policy * reward).sum(dim=1)
    p = continuation.mean(dim=1)
    return torch.linalg.solve(torch.eye(len(r), dtype=torch.float64) - gamma * p, r)


# %% wrong="state_values" why="what a row lacks to 1 is the end: rows are made to sum to 1"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    p = torch.einsum("sa,sat->st", policy, continuation)
    p = p / p.sum(dim=1, keepdim=True)
    r = (policy * reward).sum(dim=1)
    return torch.linalg.solve(torch.eye(len(r), dtype=torch.float64) - gamma * p, r)


# %% wrong="state_values" why="arguments are not changed: the policy is multiplied into the reward in place"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    reward *= policy
    p = torch.einsum("sa,sat->st", policy, continuation)
    matrix = torch.eye(len(p), dtype=torch.float64) - gamma * p
    return torch.linalg.solve(matrix, reward.sum(dim=1))


# %% wrong="state_values" why="gamma in [0, 1], 1 too if the policy ends: it is held below 0.999"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    gamma = min(gamma, 0.999)  # else the matrix may be singular
    p = torch.einsum("sa,sat->st", policy, continuation)
    r = (policy * reward).sum(dim=1)
    return torch.linalg.solve(torch.eye(len(r), dtype=torch.float64) - gamma * p, r)


# %% right="action_values" why="matrix product"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * continuation @ values


# %% right="action_values" why="einsum and torch.add with alpha"
def action_values(reward, continuation, values, gamma):
    return torch.add(reward, torch.einsum("sat,t->sa", continuation, values), alpha=gamma)


# %% right="action_values" why="explicit loops over states, actions and next states"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    S, A = reward.shape
    q = torch.empty(S, A, dtype=torch.float64)
    for s in range(S):
        for a in range(A):
            expected = sum(continuation[s, a, t] * values[t] for t in range(S))
            q[s, a] = reward[s, a] + gamma * expected
    return q


# %% right="action_values" why="broadcast product over a flattened table, sum, clone"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    flat = continuation.reshape(-1, values.numel())
    later = (flat * (gamma * values)).sum(dim=-1)
    q = reward.clone()
    q += later.view(reward.shape)
    return q


# %% wrong="action_values" why="arguments are not changed: the result is added into the caller's reward"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    q = reward
    q += gamma * continuation @ values
    return q


# %% wrong="action_values" why="arguments are not changed: values are discounted in place"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    values *= gamma
    return reward + continuation @ values


# %% wrong="action_values" why="float64: the product is made in float32"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    later = continuation.to(torch.float32) @ values.to(torch.float32)
    return reward + gamma * later


# %% wrong="action_values" why="r + gamma sum p v: the reward is discounted too"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return gamma * (reward + continuation @ values)


# %% wrong="action_values" why="the probability of going on: rows are made to sum to 1"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    probabilities = continuation / continuation.sum(dim=2, keepdim=True)
    return reward + gamma * probabilities @ values


# %% wrong="action_values" why="the values of the next state: those of the state itself are used"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * continuation.sum(dim=2) * values[:, None]


# %% wrong="action_values" why="sum over next states: the mean over them"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * (continuation * values).mean(dim=-1)


# %% wrong="action_values" why="sum over the next state, the last axis: sums over the states that are left"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * torch.einsum("sat,s->ta", continuation, values)


# %% right="greedy_policy" why="the hint"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    shares = best.to(torch.float64)
    return shares / shares.sum(dim=1, keepdim=True)


# %% right="greedy_policy" why="isclose with rtol 0, torch.where"
def greedy_policy(q):
    top = torch.amax(q, dim=-1, keepdim=True)
    is_best = torch.isclose(q, top, rtol=0.0, atol=1e-9)
    n_best = is_best.sum(dim=-1, keepdim=True)
    return torch.where(is_best, 1.0 / n_best.double(), torch.zeros_like(q))


# %% right="greedy_policy" why="plain Python, row by row"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    policy = torch.zeros(q.shape, dtype=torch.float64)
    for state, row in enumerate(q.tolist()):
        winners = [a for a, value in enumerate(row) if max(row) - value <= 1e-9]
        for a in winners:
            policy[state, a] = 1 / len(winners)
    return policy


# %% right="greedy_policy" why="functional normalize of a mask"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    gap = q.max(1, keepdim=True)[0] - q
    return torch.nn.functional.normalize((gap <= 1e-9).double(), p=1, dim=1)


# %% wrong="greedy_policy" why="within 1e-9: isclose has a relative tolerance of 1e-5 as well"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = torch.isclose(q, q.max(dim=1, keepdim=True).values, atol=1e-9).double()
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="within 1e-9 of the largest: 1e-9 times the largest"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    top = q.max(dim=1, keepdim=True).values
    best = (q >= top - 1e-9 * top.abs()).double()
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="everything within 1e-9 counts: rounding to nine digits parts neighbours"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    rounded = torch.round(q, decimals=9)
    best = (rounded == rounded.amax(dim=1, keepdim=True)).to(torch.float64)
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="within 1e-9: the tolerance is 1e-6"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = (q.max(dim=1, keepdim=True).values - q < 1e-6).to(torch.float64)
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="arguments are not changed: the maximum is subtracted in place"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    q -= q.max(dim=1, keepdim=True).values.clone()
    best = (q >= -1e-9).to(torch.float64)
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="several equally good ones share evenly: only the best two are looked at"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    policy = torch.zeros_like(q)
    top, index = torch.topk(q, 2, dim=1)
    for s in range(len(q)):
        if top[s, 0] - top[s, 1] <= 1e-9:
            policy[s, index[s]] = 0.5
        else:
            policy[s, index[s, 0]] = 1.0
    return policy


# %% wrong="greedy_policy" why="takes only actions of largest value: a very cold softmax gives near ones a share"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    return torch.softmax(1e5 * q, dim=1)


# %% wrong="greedy_policy" why="within 1e-9 count as equally good: exact equality"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = (q == q.max(dim=1, keepdim=True).values).to(torch.float64)
    return best / best.sum(dim=1, keepdim=True)


# %% wrong="greedy_policy" why="the largest of each state: the largest of the table"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = (q >= q.max() - 1e-9).to(torch.float64)
    return best / best.sum(dim=1, keepdim=True).clamp(min=1.0)


# %% wrong="greedy_policy" why="share the probability evenly: shares are counted over the whole table, not in each row"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9).to(torch.float64)
    return best / best.sum() * len(q)


# %% right="sweep_values" why="list and stack, the equation as it stands"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * continuation @ history[-1]
        history.append((policy * q).sum(dim=1))
    return torch.stack(history)


# %% right="sweep_values" why="rows of one tensor, averages worked out beforehand"
def sweep_values(reward, continuation, policy, gamma, n_sweeps):
    r = torch.einsum("sa,sa->s", policy, reward)
    p = torch.einsum("sa,sat->st", policy, continuation)
    rows = torch.zeros((n_sweeps + 1, reward.shape[0]), dtype=torch.float64)
    for k in range(1, n_sweeps + 1):
        rows[k] = r + gamma * (p @ rows[k - 1])
    return rows


# %% right="sweep_values" why="sums the expected rewards of each step: v_{k+1} = v_k + (gamma P)^k r"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    step_reward = (policy * reward).sum(1)
    later = gamma * (policy.unsqueeze(-1) * continuation).sum(1)
    total, result = torch.zeros_like(step_reward), []
    for _ in range(n_sweeps):
        result.append(total)
        total = total + step_reward
        step_reward = later @ step_reward
    return torch.stack([*result, total])


# %% right="sweep_values" why="loops over states, plain Python floats, itertools.accumulate"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    r, p, pi = reward.tolist(), continuation.tolist(), policy.tolist()
    states = range(len(r))

    def sweep(v, _):
        return [
            sum(
                w * (r[s][a] + gamma * sum(x * y for x, y in zip(p[s][a], v)))
                for a, w in enumerate(pi[s])
            )
            for s in states
        ]

    rows = itertools.accumulate(range(n_sweeps), sweep, initial=[0.0 for _ in states])
    return torch.tensor(list(rows), dtype=torch.float64)


# %% wrong="sweep_values" why="each sweep uses the values of the sweep before for all states: it uses new ones at once"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    values = torch.zeros(len(reward), dtype=torch.float64)
    history = [values.clone()]
    for _ in range(n_sweeps):
        for s in range(len(reward)):
            values[s] = policy[s] @ (reward[s] + gamma * continuation[s] @ values)
        history.append(values.clone())
    return torch.stack(history)


# %% wrong="sweep_values" why="shape [n_sweeps + 1, S]: it stops early when nothing changes any more"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * continuation @ history[-1]
        history.append((policy * q).sum(dim=1))
        if torch.allclose(history[-1], history[-2], atol=1e-12):
            break
    return torch.stack(history)


# %% wrong="sweep_values" why="makes n_sweeps sweeps: from the first small change on the rest is a copy"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = torch.zeros(n_sweeps + 1, len(reward), dtype=torch.float64)
    for k in range(n_sweeps):
        history[k + 1] = (policy * (reward + gamma * continuation @ history[k])).sum(1)
        if (history[k + 1] - history[k]).abs().max() < 1e-3:
            history[k + 2 :] = history[k + 1]
            break
    return history


# %% wrong="sweep_values" why="n_sweeps is at least 0: for 0 it makes one sweep"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history, count = [torch.zeros(len(reward), dtype=torch.float64)], 0
    while True:
        q = reward + gamma * continuation @ history[-1]
        history.append((policy * q).sum(dim=1))
        count += 1
        if count >= n_sweeps:
            return torch.stack(history)


# %% wrong="sweep_values" why="arguments are not changed: the discount is multiplied into the continuation in place"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    continuation *= gamma
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        history.append((policy * (reward + continuation @ history[-1])).sum(dim=1))
    return torch.stack(history)


# %% wrong="sweep_values" why="shape [n_sweeps + 1, S]: the zeros have one entry for each action"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    values = torch.zeros(policy.shape[1], dtype=torch.float64)
    history = [values]
    for _ in range(n_sweeps):
        values = (policy * (reward + gamma * continuation @ values)).sum(dim=1)
        history.append(values)
    return torch.stack(history)


# %% wrong="sweep_values" why="float64: the sweeps are kept in float32 and widened at the end"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = torch.zeros(n_sweeps + 1, len(reward))
    for k in range(n_sweeps):
        q = reward + gamma * continuation @ history[k].double()
        history[k + 1] = (policy * q).sum(dim=1)
    return history.double()


# %% wrong="sweep_values" why="weighed by the policy: the best action is taken"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * continuation @ history[-1]
        history.append(torch.where(policy > 0, q, -torch.inf).amax(dim=1))
    return torch.stack(history)


# %% wrong="sweep_values" why="all value functions on the way: every row is the same tensor, changed in place"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    values = torch.zeros(len(reward), dtype=torch.float64)
    history = [values]
    for _ in range(n_sweeps):
        values[:] = (policy * (reward + gamma * continuation @ values)).sum(dim=1)
        history.append(values)
    return torch.stack(history)


# %% wrong="sweep_values" why="the zeros included: the first row is the first sweep, one sweep more at the end"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    values, history = torch.zeros(len(reward), dtype=torch.float64), []
    for _ in range(n_sweeps + 1):
        values = (policy * (reward + gamma * continuation @ values)).sum(dim=1)
        history.append(values)
    return torch.stack(history)


# %% right="world_figure" why="pyplot, torch for NaN and ties"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = (best & ~grid.ends[:, None]).reshape(*shape, 4)
    figure, axes = plt.subplots(figsize=(8, 4))
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.numpy(), walls=grid.walls)
    return figure


# %% right="world_figure" why="bare Figure, NumPy, walls taken out of the arrows by hand"
def world_figure(grid, values, q):
    rows, columns = grid.walls.shape
    over = grid.ends.numpy().reshape(rows, columns)
    numbers = values.numpy().reshape(rows, columns).copy()
    numbers[over] = np.nan
    table = q.numpy().reshape(rows, columns, 4)
    arrows = np.isclose(table, table.max(axis=2, keepdims=True), rtol=0, atol=1e-9)
    arrows[over | grid.walls] = False
    fig = Figure(figsize=(columns, rows), layout="constrained")
    ax = fig.add_subplot()
    plots.grid_values(ax, numbers, walls=grid.walls, colour_label="state value")
    plots.grid_policy(ax, arrows)
    ax.set_title("values and best actions")
    return fig


# %% right="world_figure" why="cell by cell in a loop, helper called _sample"
def _sample(row):
    top = max(row)
    return [top - value <= 1e-9 for value in row]


def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    n_rows, n_columns = grid.walls.shape
    picture = np.full((n_rows, n_columns), math.nan)
    arrows = np.zeros((n_rows, n_columns, 4), dtype=bool)
    for cell, (value, row, over) in enumerate(
        zip(values.tolist(), q.tolist(), grid.ends.tolist(), strict=True)
    ):
        r, c = divmod(cell, n_columns)
        if not over and not grid.walls[r, c]:
            picture[r, c] = value
            arrows[r, c] = _sample(row)
    figure = plt.figure()
    axes = figure.gca()
    plots.grid_values(axes, picture, walls=grid.walls)
    plots.grid_policy(axes, arrows, walls=grid.walls)
    return figure


# %% wrong="world_figure" why="all of them within 1e-9 of the best: exact equality"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = (q == q.max(dim=1, keepdim=True).values) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="within 1e-9 of the best: isclose's relative tolerance lets 10.00005 and 10 through"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = torch.isclose(q, q.amax(dim=1, keepdim=True)) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="cells where the episode is over: those that pay something, an end that pays 0 is missed"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape, over = grid.walls.shape, grid.payoff != 0
    shown = torch.where(over, torch.nan, values).reshape(shape)
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~over[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="shows the walls of the grid: they are left empty, like ends"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    nothing = grid.ends | torch.from_numpy(grid.walls.ravel())
    shown = torch.where(nothing, torch.nan, values).reshape(shape)
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~nothing[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy())
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy())
    return figure


# %% wrong="world_figure" why="row by row, [rows, columns]: the grid is taken for a square"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    side = math.isqrt(len(values))
    shown = torch.where(grid.ends, torch.nan, values).reshape(side, side)
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(side, side, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="values are not changed: NaN is written through numpy() into the caller's tensor"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = values.numpy()
    shown[grid.ends.numpy()] = np.nan
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.reshape(shape), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="no arrows where the episode is over: there are four of them"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="all of them where several are equally good: argmax gives one"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = torch.nn.functional.one_hot(q.argmax(dim=1), 4).bool() & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="the best action of each cell: those as good as the cell's value, which may be another policy's"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = (q >= values[:, None] - 1e-9) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="shows the values: the largest action values are shown instead"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    top = q.max(dim=1, keepdim=True).values
    shown = torch.where(grid.ends, torch.nan, top[:, 0]).reshape(shape)
    best = (q >= top - 1e-9) & ~grid.ends[:, None]
    figure, axes = plt.subplots()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure


# %% wrong="world_figure" why="returns a figure of its own: it draws over the figure that happens to be open"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    shown = torch.where(grid.ends, torch.nan, values).reshape(shape)
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~grid.ends[:, None]
    axes = plt.gca()
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return plt.gcf()
