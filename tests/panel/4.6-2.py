# %% right="coffee_by_hand" why="the two fractions with a factored denominator"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    denominator = (2 + gamma) * (1 - gamma)
    return (4 - gamma) / denominator, (5 * gamma - 2) / denominator

# %% right="coffee_by_hand" why="awake first, drowsy from the second equation, an array"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (2 - gamma / 2) / ((1 - gamma) * (1 + gamma / 2))
    drowsy = -1 + gamma * awake
    return np.array([awake, drowsy])

# %% right="coffee_by_hand" why="exact fractions, a list of floats"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    g = Fraction(gamma)
    a = (2 - g / 2) / (1 - g / 2 - g * g / 2)
    return [float(a), float(g * a - 1)]

# %% right="coffee_by_hand" why="Cramer's rule on the two equations, in fractions"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    g = Fraction(float(gamma))

    def _det(p, q, r, s):
        return p * s - q * r

    d = _det(1 - g / 2, -g / 2, -g, Fraction(1))
    return float(_det(2, -g / 2, -1, 1) / d), float(_det(1 - g / 2, 2, -g, -1) / d)

# %% wrong="coffee_by_hand" why="a thousand sweeps instead of a formula: not 'right to six digits for every discount below 1'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = drowsy = 0.0
    for _ in range(1000):
        awake, drowsy = 2 + gamma * (awake + drowsy) / 2, -1 + gamma * awake
    return awake, drowsy

# %% wrong="coffee_by_hand" why="rounded to three places: 'right to six digits'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (4 - gamma) / ((2 + gamma) * (1 - gamma))
    drowsy = gamma * awake - 1
    return round(awake, 3), round(drowsy, 3)

# %% wrong="coffee_by_hand" why="float32 tensors: near 1 not 'right to six digits'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    g = torch.tensor(gamma)
    a = (4 - g) / (2 - g - g**2)
    return float(a), float(g * a - 1)

# %% wrong="coffee_by_hand" why="torch.inverse: 'Libraries for linear algebra are not allowed'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    matrix = torch.tensor([[1 - gamma / 2, -gamma / 2], [-gamma, 1.0]], dtype=torch.float64)
    found = torch.inverse(matrix) @ torch.tensor([2.0, -1.0], dtype=torch.float64)
    return float(found[0]), float(found[1])

# %% wrong="coffee_by_hand" why="np.linalg.solve: 'Libraries for linear algebra are not allowed'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    matrix = np.array([[1 - gamma / 2, -gamma / 2], [-gamma, 1.0]])
    return tuple(np.linalg.solve(matrix, np.array([2.0, -1.0])))

# %% wrong="coffee_by_hand" why="coffee brings the reading-on value of being awake: the policy goes on drinking"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = 2 * (4 - gamma) / (2 - gamma) ** 2
    return awake, -1 + gamma * awake

# %% wrong="coffee_by_hand" why="drowsy first: 'The value of being awake, and that of being drowsy'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    denominator = (2 + gamma) * (1 - gamma)
    return (5 * gamma - 2) / denominator, (4 - gamma) / denominator

# %% wrong="coffee_by_hand" why="straight lines through the two examples: 'for a general gamma'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    return 2 + 1.6 * gamma, -1 + 2.8 * gamma

# %% wrong="coffee_by_hand" why="a tiny number keeps the denominator from zero: near 1 not 'right to six digits'"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    awake = (4 - gamma) / ((2 + gamma) * (1 - gamma) + 1e-8)
    return awake, -1 + gamma * awake

# %% right="tipping_point" why="the fraction"
def tipping_point() -> float:
    return 2 / 3

# %% right="tipping_point" why="the root of the quadratic equation"
def tipping_point() -> float:
    a, b, c = 3, -14, 8
    return (-b - math.sqrt(b * b - 4 * a * c)) / (2 * a)

# %% right="tipping_point" why="halving on the difference of the two formulas"
def tipping_point() -> float:
    def _difference(gamma):
        return (5 * gamma - 2) / ((2 + gamma) * (1 - gamma)) - 2 / (2 - gamma)

    low, high = 0.3, 0.9
    for _ in range(60):
        middle = (low + high) / 2
        if _difference(middle) < 0:
            low = middle
        else:
            high = middle
    return middle

# %% right="tipping_point" why="rounded to four digits"
def tipping_point() -> float:
    return 0.6667

# %% right="tipping_point" why="a search over a fine grid with the own coffee_by_hand"
def tipping_point() -> float:
    grid = np.linspace(0.5, 0.8, 30_001)
    gaps = [abs(coffee_by_hand(float(g))[1] - 2 / (2 - float(g))) for g in grid]
    return float(grid[int(np.argmin(gaps))])

# %% wrong="tipping_point" why="two digits: off by more than 0.001"
def tipping_point() -> float:
    return 0.67

# %% wrong="tipping_point" why="cut after two digits: off by more than 0.001"
def tipping_point() -> float:
    return 0.66

# %% wrong="tipping_point" why="a straight line between the rows 0.5 and 0.8 of the table"
def tipping_point() -> float:
    low, high = 0.400 - 1.333, 3.571 - 1.667
    return 0.5 + 0.3 * -low / (high - low)

# %% wrong="tipping_point" why="the page of the moment against the cup: what comes after reading is forgotten"
def tipping_point() -> float:
    # -1 + gamma * a = 1 with a = (4 - gamma) / (2 - gamma - gamma^2)
    return -3 + math.sqrt(13)

# %% wrong="tipping_point" why="where coffee is worth nothing, not where both are equally good"
def tipping_point() -> float:
    return 0.4

# %% wrong="tipping_point" why="the other root: 'strictly between 0 and 1'"
def tipping_point() -> float:
    return (14 + 10) / 6

# %% wrong="tipping_point" why="a grid with steps of 0.01"
def tipping_point() -> float:
    gammas = [g / 100 for g in range(50, 80)]
    return min(
        gammas, key=lambda g: abs((5 * g - 2) / (2 - g - g * g) - 2 / (2 - g))
    )

# %% wrong="tipping_point" why="halving stopped at a hundredth: off by more than 0.001"
def tipping_point() -> float:
    low, high = 0.5, 0.8
    while high - low > 0.02:
        g = (low + high) / 2
        if (5 * g - 2) / (2 - g - g * g) < 2 / (2 - g):
            low = g
        else:
            high = g
    return low

# %% right="state_values" why="einsum and torch.linalg.solve"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% right="state_values" why="NumPy on .numpy(), matmul with a row in front, back with from_numpy"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    r, p, pi = reward.numpy(), continuation.numpy(), policy.numpy()
    P = (pi[:, None, :] @ p)[:, 0, :]
    v = np.linalg.solve(np.eye(r.shape[0]) - gamma * P, np.einsum("ij,ij->i", pi, r))
    return torch.from_numpy(v)

# %% right="state_values" why="broadcasting, a column as right side, the diagonal by hand"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    P = (policy.unsqueeze(-1) * continuation).sum(1)
    system = P.mul(-gamma)
    system.diagonal().add_(1.0)
    column = (policy * reward).sum(1, keepdim=True)
    return torch.linalg.solve(system, column).squeeze(1)

# %% right="state_values" why="the inverse, helpers for the two means"
def _mean_over_actions(policy, table):
    weights = policy.reshape(policy.shape + (1,) * (table.ndim - 2))
    return torch.sum(weights * table, dim=1)


def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    r_pi = _mean_over_actions(policy, reward)
    p_pi = _mean_over_actions(policy, continuation)
    return torch.linalg.inv(torch.eye(r_pi.shape[0]) - gamma * p_pi) @ r_pi

# %% wrong="state_values" why="only the likeliest action of the policy counts: 'Average over the policy's actions'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    states = torch.arange(len(reward))
    chosen = policy.argmax(dim=1)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(
        identity - gamma * continuation[states, chosen], reward[states, chosen]
    )

# %% wrong="state_values" why="the identity has as many rows as there are actions: 'for any number of states and actions'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(reward.shape[1], dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="solved in float32 and turned into float64 afterwards: 'exactly', float64"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    r = (policy * reward).sum(dim=1).float()
    p = torch.einsum("sa,sat->st", policy, continuation).float()
    return torch.linalg.solve(torch.eye(len(r)) - gamma * p, r).double()

# %% wrong="state_values" why="a discount of 1 is made a little smaller: 'gamma in [0, 1]', 'exactly'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    gamma = min(gamma, 0.9999)  # else the system is singular
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="the two states of the evening only: 'for any number of states'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(2, dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="a loop, though tucked away in a helper: 'the answer holds no Python loop and no comprehension'"
def _transitions(policy, continuation):
    rows = []
    for state in range(len(policy)):
        rows.append(policy[state] @ continuation[state])
    return torch.stack(rows)


def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    identity = torch.eye(len(reward), dtype=torch.float64)
    system = identity - gamma * _transitions(policy, continuation)
    return torch.linalg.solve(system, (policy * reward).sum(dim=1))

# %% wrong="state_values" why="a high power of one sweep stands in for the solution: not 'exactly' near gamma 1"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    n = len(reward)
    sweep = torch.zeros(n + 1, n + 1, dtype=torch.float64)
    sweep[:n, :n] = gamma * torch.einsum("sa,sat->st", policy, continuation)
    sweep[:n, n] = (policy * reward).sum(dim=1)
    sweep[n, n] = 1.0
    return torch.linalg.matrix_power(sweep, 100)[:n, n]

# %% wrong="state_values" why="rows are scaled to sum to 1: 'a row of continuation lacks to 1' what ends the episode"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    transitions = transitions / transitions.sum(dim=1, keepdim=True)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="the matrix is transposed: P(s, s') goes from row to column"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions.T, mean_reward)

# %% wrong="state_values" why="the caller's reward is multiplied by the policy in place"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = reward.mul_(policy).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="a comprehension: 'no Python loop and no comprehension'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.stack([p @ c for p, c in zip(policy, continuation)])
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="the policy enters the transitions only; of the rewards the best is taken"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = reward.max(dim=1).values
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward)

# %% wrong="state_values" why="values as a column: 'shape [S]'"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    mean_reward = (policy * reward).sum(dim=1)
    transitions = torch.einsum("sa,sat->st", policy, continuation)
    identity = torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transitions, mean_reward.unsqueeze(1))

# %% right="action_values" why="one line with @"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * continuation @ values

# %% right="action_values" why="einsum"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * torch.einsum("sat,t->sa", continuation, values)

# %% right="action_values" why="loops over states and actions"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    q = reward.clone()
    n_states, n_actions = q.shape
    for s in range(n_states):
        for a in range(n_actions):
            q[s, a] += gamma * torch.dot(continuation[s, a], values)
    return q

# %% right="action_values" why="flat rows, torch.mv and addmv"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    n_states, n_actions = reward.shape
    flat = continuation.reshape(n_states * n_actions, n_states)
    return torch.addmv(reward.reshape(-1), flat, values, alpha=gamma).view(n_states, n_actions)

# %% right="action_values" why="NumPy's tensordot"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    onwards = np.tensordot(continuation.numpy(), values.numpy(), axes=1)
    return torch.from_numpy(reward.numpy() + gamma * onwards)

# %% wrong="action_values" why="the future is added to the caller's reward in place"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    reward += gamma * (continuation @ values)
    return reward

# %% wrong="action_values" why="the caller's continuation is discounted in place"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + continuation.mul_(gamma) @ values

# %% wrong="action_values" why="squeeze: a world with one state or one action loses an axis of '[S, A]'"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    future = continuation @ values.unsqueeze(1)
    return (reward.unsqueeze(2) + gamma * future).squeeze()

# %% wrong="action_values" why="the reward is discounted too"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return gamma * (reward + continuation @ values)

# %% wrong="action_values" why="the best next state, not the mean over them"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * (continuation * values).max(dim=2).values

# %% wrong="action_values" why="divided by the number of states: the sum over s' is weighed by probabilities already"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * (continuation * values).mean(dim=2)

# %% wrong="action_values" why="summed over the states that one comes from"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * torch.einsum("sat,s->ta", continuation, values)

# %% wrong="action_values" why="what ends the episode is counted with the state's own value: nothing goes on there"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    ending = 1.0 - continuation.sum(dim=2)
    return reward + gamma * (continuation @ values + ending * values.unsqueeze(1))

# %% wrong="action_values" why="rows are scaled to sum to 1 where they can be: the ending has no probability left"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    rows = continuation / continuation.sum(dim=2, keepdim=True).clamp(min=1e-12)
    return reward + gamma * rows @ values

# %% wrong="action_values" why="negative values are not expected from the next state on: 'if values hold'"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    return reward + gamma * continuation @ values.clamp(min=0.0)

# %% wrong="action_values" why="states from a nonzero row only: where the episode surely ends the reward is dropped"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    goes_on = continuation.sum(dim=2) > 0
    return torch.where(goes_on, reward + gamma * continuation @ values, 0.0)

# %% right="greedy_policy" why="compared with the maximum less 1e-9"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% right="greedy_policy" why="isclose without a relative part, NumPy"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    table = q.numpy()
    best = np.isclose(table, table.max(axis=1, keepdims=True), rtol=0.0, atol=1e-9)
    return torch.from_numpy(best / best.sum(axis=1, keepdims=True))

# %% right="greedy_policy" why="row by row with plain numbers"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    policy = torch.zeros_like(q)
    for state, row in enumerate(q.tolist()):
        top = max(row)
        winners = [action for action, value in enumerate(row) if top - value <= 1e-9]
        for action in winners:
            policy[state, action] = 1 / len(winners)
    return policy

# %% right="greedy_policy" why="amax and where, a helper for the share"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    gap = q.amax(dim=-1, keepdim=True) - q
    ones = torch.where(gap <= 1e-9, torch.ones_like(q), torch.zeros_like(q))
    return torch.nn.functional.normalize(ones, p=1, dim=-1)

# %% wrong="greedy_policy" why="isclose with its relative tolerance: 'That is a difference, not a share of the value'"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = torch.isclose(q, q.max(dim=1, keepdim=True).values, atol=1e-9)
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="a share of the largest value: 'a difference, not a share'"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    top = q.max(dim=1, keepdim=True).values
    best = q >= top - 1e-9 * top.abs()
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="rounded to nine places: two values within 1e-9 may be rounded apart"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    rounded = q.round(decimals=9)
    best = rounded == rounded.max(dim=1, keepdim=True).values
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="strictly less than 1e-9: 'by 1e-9 at most' is met by a gap of exactly 1e-9, such as 0 and -1e-9"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q.max(dim=1, keepdim=True).values - q < 1e-9
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="compared in float32: a gap of 1e-8 cannot be seen there"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q.float() == q.float().max(dim=1, keepdim=True).values
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="a tolerance of 1e-6: 'within 1e-9'"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q >= q.max(dim=1, keepdim=True).values - 1e-6
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="the largest value is taken off the caller's table in place"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    q -= q.max(dim=1, keepdim=True).values
    best = q >= -1e-9
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="exactly equal values only: 'within 1e-9 of the largest'"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q == q.max(dim=1, keepdim=True).values
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="the first of the best takes all: 'they share the probability evenly'"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.one_hot(q.argmax(dim=1), q.shape[1]).to(torch.float64)

# %% wrong="greedy_policy" why="the largest value of the whole table: 'takes only actions of largest value' in each state"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q >= q.max() - 1e-9
    share = best.to(torch.float64)
    return share / share.sum(dim=1, keepdim=True)

# %% wrong="greedy_policy" why="each of the best gets 1 / A"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    share = best.to(torch.float64)
    return share / q.shape[1]

# %% wrong="greedy_policy" why="at most two actions share: a third and fourth equally good one gets nothing"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    top, place = q.topk(min(2, q.shape[1]), dim=1)
    share = (top >= top[:, :1] - 1e-9).to(torch.float64)
    share = share / share.sum(dim=1, keepdim=True)
    return torch.zeros_like(q).scatter(1, place, share)

# %% wrong="greedy_policy" why="neighbours in the sorted row are chained: an action 1.6e-9 below the best may join in"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    ordered, place = q.sort(dim=1, descending=True)
    near = torch.ones_like(ordered, dtype=torch.bool)
    near[:, 1:] = (ordered[:, :-1] - ordered[:, 1:] <= 1e-9).cummin(dim=1).values
    share = near.to(torch.float64) / near.sum(dim=1, keepdim=True)
    return torch.zeros_like(q).scatter(1, place, share)

# %% right="sweep_values" why="a list and stack"
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

# %% right="sweep_values" why="rows filled in, means over the policy taken beforehand"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    r = torch.einsum("sa,sa->s", policy, reward)
    p = torch.einsum("sa,sat->st", policy, continuation)
    rows = torch.zeros(n_sweeps + 1, r.shape[0], dtype=torch.float64)
    for k in range(n_sweeps):
        rows[k + 1] = r + gamma * (p @ rows[k])
    return rows

# %% right="sweep_values" why="itertools.accumulate with a function for one sweep"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    def _sweep(values, _):
        return torch.sum(policy * torch.add(reward, continuation @ values, alpha=gamma), dim=1)

    start = torch.zeros_like(reward[:, 0])
    return torch.stack(list(itertools.accumulate(range(n_sweeps), _sweep, initial=start)))

# %% right="sweep_values" why="NumPy, state by state, the old row kept"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    r, p, pi = (table.numpy() for table in (reward, continuation, policy))
    n_states, n_actions = r.shape
    old = [0.0] * n_states
    rows = [old]
    while len(rows) <= n_sweeps:
        new = []
        for s in range(n_states):
            new.append(
                sum(pi[s, a] * (r[s, a] + gamma * np.dot(p[s, a], old)) for a in range(n_actions))
            )
        old = new
        rows.append(new)
    return torch.from_numpy(np.array(rows, dtype=np.float64))

# %% wrong="sweep_values" why="each state sees the new values of the states before it: 'the values of the sweep before it for all states'"
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
        for s in range(len(values)):
            values[s] = policy[s] @ (reward[s] + gamma * continuation[s] @ values)
        history.append(values.clone())
    return torch.stack(history)

# %% wrong="sweep_values" why="stops when nothing changes any more: 'shape [n_sweeps + 1, S]'"
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
        if torch.allclose(history[-1], history[-2], rtol=0, atol=1e-12):
            break
    return torch.stack(history)

# %% wrong="sweep_values" why="zeros of float32: with no sweep the result is not float64, 'n_sweeps at least 0'"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(reward.shape[0])]
    for _ in range(n_sweeps):
        future = (continuation * history[-1]).sum(dim=2)
        history.append((policy * (reward + gamma * future)).sum(dim=1))
    return torch.stack(history)

# %% wrong="sweep_values" why="a closed formula for the geometric series: singular at gamma 1 without an end, 'Discount, in [0, 1]'"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    p = gamma * torch.einsum("sa,sat->st", policy, continuation)
    r = (policy * reward).sum(dim=1)
    limit = torch.linalg.solve(torch.eye(len(r), dtype=torch.float64) - p, r)
    return torch.stack(
        [limit - torch.linalg.matrix_power(p, k) @ limit for k in range(n_sweeps + 1)]
    )

# %% wrong="sweep_values" why="as many zeros as there are actions: 'one row, [S]'"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(reward.shape[1], dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * continuation @ history[-1]
        history.append((policy * q).sum(dim=1))
    return torch.stack(history)

# %% wrong="sweep_values" why="swept in float32, given back in float64"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    reward, continuation, policy = reward.float(), continuation.float(), policy.float()
    history = [torch.zeros(len(reward))]
    for _ in range(n_sweeps):
        history.append((policy * (reward + gamma * continuation @ history[-1])).sum(dim=1))
    return torch.stack(history).double()

# %% wrong="sweep_values" why="one tensor changed in place stands in all rows: '0, 1, ..., n_sweeps sweeps'"
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

# %% wrong="sweep_values" why="the best action instead of the policy's mean: that is value iteration"
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
        history.append(q.max(dim=1).values)
    return torch.stack(history)

# %% wrong="sweep_values" why="the likeliest action only: 'weigh it by the policy'"
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
        history.append(q.gather(1, policy.argmax(dim=1, keepdim=True)).squeeze(1))
    return torch.stack(history)

# %% wrong="sweep_values" why="the zeros are left out and one more sweep is made: 'the zeros included'"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps + 1):
        q = reward + gamma * continuation @ history[-1]
        history.append((policy * q).sum(dim=1))
    return torch.stack(history[1:])

# %% wrong="sweep_values" why="the caller's reward is weighed in place"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    reward *= policy
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * policy * (continuation @ history[-1])
        history.append(q.sum(dim=1))
    return torch.stack(history)

# %% wrong="sweep_values" why="squeeze: a world of one state, or no sweep at all, loses an axis"
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
    return torch.stack(history).squeeze()

# %% right="world_figure" why="torch.where, >= max - 1e-9, walls to both"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% right="world_figure" why="a bare Figure, NumPy copies, isclose without a relative part"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    rows, columns = grid.walls.shape
    figure = Figure(figsize=(columns, rows), layout="constrained")
    axes = figure.subplots()
    over = grid.ends.numpy()
    shown = np.array(values.numpy(), copy=True)
    shown[over] = np.nan
    table = q.numpy()
    best = np.isclose(table, table.max(axis=1, keepdims=True), rtol=0, atol=1e-9)
    best[over] = False
    plots.grid_values(axes, shown.reshape(rows, columns), walls=grid.walls)
    plots.grid_policy(axes, best.reshape(rows, columns, 4), walls=grid.walls)
    return figure

# %% right="world_figure" why="NaN in a copy of q keeps the arrows away, walls masked by hand"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    nowhere = grid.ends | torch.from_numpy(grid.walls.reshape(-1))
    table = q.clone()
    table[nowhere] = math.nan
    arrows = (table.amax(dim=1, keepdim=True) - table) <= 1e-9
    picture = values.clone().masked_fill_(grid.ends, math.nan)
    fig = plt.figure()
    ax = fig.add_subplot()
    plots.grid_values(ax, picture.view(*grid.walls.shape), walls=grid.walls, colour_label="value of the cell")
    plots.grid_policy(ax, arrows.view(*grid.walls.shape, 4))
    ax.set_title("values, and the best actions")
    return fig

# %% right="world_figure" why="the arrows are those of the own greedy_policy"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    def _as_grid(table):
        return table.numpy().reshape(grid.walls.shape + table.shape[1:])

    figure, axes = plt.subplots(layout="constrained")
    taken = (greedy_policy(q) > 0) & ~grid.ends.unsqueeze(1)
    values = values.clone()
    values[grid.ends] = float("nan")
    plots.grid_values(axes, _as_grid(values), walls=grid.walls)
    plots.grid_policy(axes, _as_grid(taken), walls=grid.walls, arrows=plots.CLIFF_ARROWS)
    return figure

# %% wrong="world_figure" why="the end is where a cell pays something: 'where grid.ends says so (what a cell pays is another question)'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    ends = grid.payoff != 0
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="arrows in walls: 'No arrows where the episode is over, or in walls'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy())
    return figure

# %% wrong="world_figure" why="isclose with its relative tolerance: 'within 1e-9 of the best'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = torch.isclose(q, q.max(dim=1, keepdim=True).values)
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="exactly equal only: 'all of them where several are within 1e-9 of the best'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q == q.max(dim=1, keepdim=True).values
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="square grids only: the functions want '[rows, columns]'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    side = math.isqrt(len(values))
    shape = (side, side)
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="a tolerance of 1e-3, as the numbers shown have one digit: 'within 1e-9'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-3
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="NaN is written into the caller's values: 'not changed'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = values
    shown[grid.ends] = torch.nan
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="the ends are drawn as walls: 'only walls are drawn as walls'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    closed = grid.walls | grid.ends.numpy().reshape(shape)
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=closed)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=closed)
    return figure

# %% wrong="world_figure" why="arrows at the end, too"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="the first best action only: 'all of them where several'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = torch.nn.functional.one_hot(q.argmax(dim=1), 4).bool()
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="walls are left white: 'the walls of the grid' are shown with the values"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy())
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="actions read as left, down, right, up: they are 'up, right, down, left'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls, arrows=plots.LAKE_ARROWS)
    return figure

# %% wrong="world_figure" why="rounded to nine places before they are compared: values within 1e-9 may be rounded apart"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    rounded = torch.round(q, decimals=9)
    best = rounded == rounded.max(dim=1, keepdim=True).values
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="rows and columns are swapped: cells are numbered 'row by row', the grid need not be square"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    columns, rows = grid.walls.shape
    shape = (rows, columns)
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="only treasures count as ends, not what costs: 'where grid.ends says so'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    ends = grid.payoff > 0
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="the picture of the values is given the optimal ones, the maximum of q: 'grid_values shows the values'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, q.amax(dim=1))
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="two pairs of axes: 'one pair of axes in which' both are shown"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, (axes, right) = plt.subplots(1, 2, figsize=(12, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(right, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="actions that are worth no more than nothing get no arrow: 'the best action of each cell'"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends, torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None] & (q > 0)
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure

# %% wrong="world_figure" why="cells of value zero are taken for ends, whatever grid.ends says"
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    shape = grid.walls.shape
    figure, axes = plt.subplots(figsize=(8, 4))
    shown = torch.where(grid.ends | (values == 0), torch.nan, values)
    plots.grid_values(axes, shown.reshape(shape).numpy(), walls=grid.walls)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9
    best = best & ~grid.ends[:, None]
    plots.grid_policy(axes, best.reshape(*shape, 4).numpy(), walls=grid.walls)
    return figure
