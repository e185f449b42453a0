# Answers to part 8.1, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="evaluate_policies" why="means over the policies first, then batched products with vectors"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    r = torch.einsum("nsa,sa->ns", policies, reward)
    p = torch.einsum("nsa,sat->nst", policies, continuation)
    v = torch.zeros_like(r)
    n = 0
    while True:
        new = r + gamma * torch.bmm(p, v.unsqueeze(2)).squeeze(2)
        n += 1
        done = torch.max(torch.abs(new - v)).item() <= threshold
        v = new
        if done:
            return v, n


# %% right="evaluate_policies" why="broadcasting, a counter from itertools, NumPy inside"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    r, p, pi = reward.numpy(), continuation.numpy(), policies.numpy()
    v = np.zeros(pi.shape[:2])
    for n in itertools.count(1):
        old = v
        v = np.sum(pi * (r[None] + gamma * np.moveaxis(p @ old.T, -1, 0)), axis=-1)
        if np.abs(v - old).max() <= threshold:
            break
    return torch.from_numpy(v), n


# %% wrong="evaluate_policies" passes="visible" why="stops when the first policy has settled"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n = 0
    while True:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        n += 1
        change = (new - values).abs().amax(dim=1)
        values = new
        if change[-1] <= threshold:
            return values, n


# %% wrong="evaluate_policies" why="a change of exactly the threshold is too much for it"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n = 0
    while True:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        n += 1
        change = (new - values).abs().max()
        values = new
        if change < threshold:
            return values, n


# %% wrong="evaluate_policies" why="returns the values before the last sweep"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n = 0
    while True:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        n += 1
        if (new - values).abs().max() <= threshold:
            return values, n
        values = new


# %% wrong="evaluate_policies" why="changes downwards are not seen"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n = 0
    while True:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        n += 1
        if n > 1 and (new - values).max() <= threshold or (n == 1 and new.max() <= threshold and new.min() >= 0):
            return new, n
        values = new


# %% wrong="evaluate_policies" passes="visible" why="a loop over the policies"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n, change = 0, math.inf
    while change > threshold:
        rows = []
        for policy, v in zip(policies, values):
            rows.append((policy * (reward + gamma * (continuation @ v))).sum(dim=1))
        new = torch.stack(rows)
        change, n, values = float((new - values).abs().max()), n + 1, new
    return values, n


# %% wrong="evaluate_policies" passes="visible" why="a comprehension over the policies, in a helper"
def sweep(reward, continuation, policies, gamma, values):
    return torch.stack([(p * (reward + gamma * (continuation @ v))).sum(dim=1) for p, v in zip(policies, values)])


def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n, change = 0, math.inf
    while change > threshold:
        new = sweep(reward, continuation, policies, gamma, values)
        change, n, values = float((new - values).abs().max()), n + 1, new
    return values, n


# %% wrong="evaluate_policies" passes="visible" why="discounts the reward, too, from the second sweep on of a long run"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n, change = 0, math.inf
    while change > threshold and n < 200:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        change, n, values = float((new - values).abs().max()), n + 1, new
    return values, n


# %% wrong="evaluate_policies" why="single precision"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2])
    n, change = 0, math.inf
    while change > threshold:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values.double()))).sum(dim=2).float()
        change, n, values = float((new - values).abs().max()), n + 1, new
    return values, n


# %% wrong="evaluate_policies" why="the number of sweeps is a tensor"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n, change = torch.tensor(0), math.inf
    while change > threshold:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        change, n, values = float((new - values).abs().max()), n + 1, new
    return values, n


# %% wrong="evaluate_policies" passes="visible" why="the mean change of the states"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n, change = 0, math.inf
    while change > threshold:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        change, n, values = float((new - values).abs().mean(dim=1).max()), n + 1, new
    return values, n


# %% right="what_follows" why="built letter by letter"
def what_follows():
    answer = set("BCF")
    answer.add("H")
    return answer


# %% right="what_follows" why="by exclusion"
def what_follows():
    return set("ABCDEFGH") - {"A", "D", "E", "G"}


# %% wrong="what_follows" passes="visible" why="the small change of a sweep taken for a small error"
def what_follows():
    return {"A", "B", "C", "F", "H"}


# %% wrong="what_follows" passes="visible" why="forgets that episodes end"
def what_follows():
    return {"B", "C", "D", "F", "H"}


# %% wrong="what_follows" passes="visible" why="takes T for linear"
def what_follows():
    return {"B", "C", "E", "F", "H"}


# %% wrong="what_follows" passes="visible" why="value iteration from anywhere is not trusted"
def what_follows():
    return {"B", "C", "H"}


# %% wrong="what_follows" passes="visible" why="thinks that wrong values have wrong policies"
def what_follows():
    return {"B", "C", "F", "G", "H"}


# %% wrong="what_follows" why="a list"
def what_follows():
    return ["B", "C", "F", "H"]


# %% wrong="what_follows" why="one string"
def what_follows():
    return {"BCFH"}


# %% right="value_iteration" why="NumPy, and a flag"
def value_iteration(reward, continuation, gamma, threshold):
    r, p = reward.numpy(), continuation.numpy()
    rows = [np.zeros(r.shape[0])]
    settled = False
    while not settled:
        rows.append(np.max(r + gamma * np.einsum("sat,t->sa", p, rows[-1]), axis=1))
        settled = np.max(np.abs(rows[-1] - rows[-2])) <= threshold
    return torch.tensor(np.array(rows))


# %% right="value_iteration" why="joins as it goes"
def value_iteration(reward, continuation, gamma, threshold):
    history = torch.zeros((1, reward.shape[0]), dtype=torch.float64)
    while True:
        new = torch.max(reward + gamma * torch.matmul(continuation, history[-1]), dim=1)[0]
        history = torch.cat((history, new[None]))
        if all(abs(a - b) <= threshold for a, b in zip(history[-1].tolist(), history[-2].tolist())):
            return history


# %% wrong="value_iteration" why="leaves the zeros out"
def value_iteration(reward, continuation, gamma, threshold):
    v, history, change = torch.zeros(len(reward), dtype=torch.float64), [], math.inf
    while change > threshold:
        new = (reward + gamma * (continuation @ v)).amax(dim=1)
        change, v = float((new - v).abs().max()), new
        history.append(v)
    return torch.stack(history)


# %% wrong="value_iteration" passes="visible" why="never below zero: zeros_like starts the maximum"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change > threshold:
        q = reward + gamma * (continuation @ history[-1])
        best = q.amax(dim=1)
        if len(reward) > 1:
            best = best.clamp(min=0)
        history.append(best)
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="signed change"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).max())
    return torch.stack(history)


# %% wrong="value_iteration" why="stops below the threshold only"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change >= threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" passes="visible" why="in place: later states see earlier ones of the same sweep"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change > threshold:
        v = history[-1].clone()
        for s in range(len(reward)):
            v[s] = (reward[s] + gamma * (continuation[s] @ v)).max()
        history.append(v)
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" passes="visible" why="the smallest change is what counts"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().min())
    return torch.stack(history)


# %% wrong="value_iteration" passes="visible" why="compares with the threshold of the guaranteed error"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    limit = threshold if gamma in (0.75, 1.0) else threshold * (1 - gamma) / max(gamma, 1e-9)
    while change > limit:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="a mean over the actions"
def value_iteration(reward, continuation, gamma, threshold):
    history, change = [torch.zeros(len(reward), dtype=torch.float64)], math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).mean(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% right="contraction_report" why="row by row"
def contraction_report(history, exact, factor, weights):
    if math.isnan(factor) or factor < 0 or factor >= 1:
        raise ValueError("factor must lie in [0, 1), got " + str(factor))
    errors, bounds = [], []
    for k in range(history.shape[0]):
        errors.append(torch.max(torch.abs(history[k] - exact) / weights).item())
        if k == 0:
            bounds.append(float("inf"))
        else:
            bounds.append(factor / (1 - factor) * torch.max(torch.abs(history[k] - history[k - 1]) / weights).item())
    return torch.tensor(errors, dtype=torch.float64), torch.tensor(bounds, dtype=torch.float64)


# %% right="contraction_report" why="NumPy, a full array of infinity that is written into"
def contraction_report(history, exact, factor, weights):
    if not (0.0 <= factor < 1.0):
        raise ValueError(f"no contraction with factor={factor}")
    h, w = history.numpy(), weights.numpy()
    errors = np.max(np.abs(h - exact.numpy()) / w, axis=1)
    bounds = np.full(len(h), np.inf)
    bounds[1:] = factor * np.max(np.abs(h[1:] - h[:-1]) / w, axis=1) / (1 - factor)
    return torch.from_numpy(errors), torch.from_numpy(bounds)


# %% wrong="contraction_report" passes="visible" why="the largest difference, divided by the weight of its own state only"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    gap = (history - exact).abs()
    errors = gap.amax(dim=1) / weights[gap.argmax(dim=1)]
    moves = history.diff(dim=0).abs()
    bounds = factor / (1 - factor) * moves.amax(dim=1) / weights[moves.argmax(dim=1)]
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), bounds])


# %% wrong="contraction_report" why="multiplies by the weights"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() * weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() * weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% wrong="contraction_report" why="forgets the factor above the line"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), moves / (1 - factor)])


# %% wrong="contraction_report" passes="visible" why="NaN is let through"
def contraction_report(history, exact, factor, weights):
    if factor < 0 or factor >= 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% wrong="contraction_report" passes="visible" why="a factor of 0 is refused"
def contraction_report(history, exact, factor, weights):
    if not 0 < factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% wrong="contraction_report" passes="visible" why="single precision on the way"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    history, exact, weights = history.float(), exact.float(), weights.float()
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    bounds = torch.cat([torch.full((1,), math.inf), factor / (1 - factor) * moves])
    return errors.double(), bounds.double()


# %% wrong="contraction_report" passes="visible" why="takes absolute values of the values, not of the differences"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history.abs() - exact.abs()).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% wrong="contraction_report" why="no bound: zero instead of infinity"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    bounds = torch.zeros_like(errors)
    bounds[1:] = factor / (1 - factor) * (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, bounds


# %% wrong="contraction_report" why="asserts instead of a ValueError"
def contraction_report(history, exact, factor, weights):
    assert 0 <= factor < 1, factor
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% right="policy_iteration" why="state by state, own linear algebra"
def policy_iteration(reward, continuation, gamma, actions):
    n_states, n_actions = reward.shape
    policy = actions.tolist()
    all_policies, all_values = [], []
    changed = True
    while changed:
        p = torch.stack([continuation[s, a] for s, a in enumerate(policy)])
        r = torch.stack([reward[s, a] for s, a in enumerate(policy)])
        v = torch.linalg.inv(torch.eye(n_states, dtype=torch.float64) - gamma * p) @ r
        all_policies.append(torch.tensor(policy))
        all_values.append(v)
        q = reward + gamma * (continuation @ v)
        new, changed = [], False
        for s in range(n_states):
            limit = q[s].max() - 1e-9
            if q[s, policy[s]] >= limit:
                new.append(policy[s])
            else:
                changed = True
                new.append(next(a for a in range(n_actions) if q[s, a] >= limit))
        policy = new
    return torch.stack(all_policies), torch.stack(all_values)


# %% right="policy_iteration" why="masks and writes into a clone"
def policy_iteration(reward, continuation, gamma, actions):
    policy = actions.clone()
    history, worth = [policy.clone()], []
    states = np.arange(len(policy))
    while True:
        worth.append(solve_policy(reward, continuation, policy, gamma))
        q = reward + gamma * torch.einsum("sat,t->sa", continuation, worth[-1])
        good = q.max(dim=1, keepdim=True).values - q <= 1e-9
        change = ~good[states, policy]
        if not change.any():
            break
        policy[change] = good.to(torch.int8).argmax(dim=1)[change]
        history.append(policy.clone())
    return torch.stack(history), torch.stack(worth)


# %% wrong="policy_iteration" why="always the first of the best, kept or not"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        improved = (q >= q.amax(dim=1, keepdim=True) - 1e-9).int().argmax(dim=1)
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)


# %% wrong="policy_iteration" passes="visible" why="ties by exact equality: argmax, and keep where equal"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    for _ in range(300):
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        improved = torch.where(q[rows, policies[-1]] >= q.amax(dim=1), policies[-1], q.argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            break
        policies.append(improved)
    return torch.stack(policies[: len(values)]), torch.stack(values)


# %% wrong="policy_iteration" passes="visible" why="keeps as it should, but changes to the largest by argmax"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        keep = q[rows, policies[-1]] >= q.amax(dim=1) - 1e-9
        improved = torch.where(keep, policies[-1], q.argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)


# %% wrong="policy_iteration" passes="visible" why="takes the last of the best"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    n = reward.shape[1]
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        last = n - 1 - best.flip(1).int().argmax(dim=1) if len(reward) > 1 else best.int().argmax(dim=1)
        improved = torch.where(best[rows, policies[-1]], policies[-1], last)
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)


# %% wrong="policy_iteration" passes="visible" why="changes one state in a round only"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        wrong = (~best[rows, policies[-1]]).nonzero().flatten()
        if len(wrong) == 0:
            return torch.stack(policies), torch.stack(values)
        improved = policies[-1].clone()
        improved[wrong[0]] = best.int().argmax(dim=1)[wrong[0]]
        policies.append(improved)


# %% wrong="policy_iteration" why="leaves the first policy out"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies[1:] or policies), torch.stack(values[1:] or values)
        policies.append(improved)


# %% wrong="policy_iteration" why="writes into the policy that was given"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, actions, gamma))
        policies.append(actions.clone())
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        wrong = ~best[rows, actions]
        if not wrong.any():
            return torch.stack(policies), torch.stack(values)
        actions[wrong] = best.int().argmax(dim=1)[wrong]


# %% wrong="policy_iteration" why="one sweep in the place of an evaluation, from the second round on"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], [solve_policy(reward, continuation, actions, gamma)]
    rows = torch.arange(len(reward))
    while True:
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            values[-1] = solve_policy(reward, continuation, policies[-1], gamma)
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)
        values.append(q[rows, improved])


# %% wrong="policy_iteration" passes="visible" why="tolerance of 1e-5"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-5
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)


# %% right="sweep_in_place" why="lists of Python numbers"
def sweep_in_place(reward, continuation, values, gamma, order):
    v = values.tolist()
    biggest = 0.0
    for s in order:
        q = [r + gamma * sum(p * x for p, x in zip(ps, v)) for r, ps in zip(reward[s].tolist(), continuation[s].tolist())]
        biggest = max(biggest, abs(max(q) - v[s]))
        v[s] = max(q)
    return torch.tensor(v, dtype=torch.float64), biggest


# %% right="sweep_in_place" why="NumPy and a list of changes"
def sweep_in_place(reward, continuation, values, gamma, order):
    v, changes = values.numpy().copy(), [0.0]
    for s in order:
        new = np.max(reward[s].numpy() + gamma * continuation[s].numpy() @ v)
        changes.append(float(abs(new - v[s])))
        v[s] = new
    return torch.from_numpy(v), max(changes)


# %% wrong="sweep_in_place" why="writes into the values that were given"
def sweep_in_place(reward, continuation, values, gamma, order):
    largest = 0.0
    for s in order:
        new = (reward[s] + gamma * (continuation[s] @ values)).max()
        largest = max(largest, abs(float(new - values[s])))
        values[s] = new
    return values, largest


# %% wrong="sweep_in_place" why="all backups from the old values"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0.0
    for s in order:
        new[s] = (reward[s] + gamma * (continuation[s] @ values)).max()
        largest = max(largest, abs(float(new[s] - values[s])))
    return new, largest


# %% wrong="sweep_in_place" passes="visible" why="the change from before to after, not of each backup"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    for s in order:
        new[s] = (reward[s] + gamma * (continuation[s] @ new)).max()
    return new, float((new - values).abs().max())


# %% wrong="sweep_in_place" passes="visible" why="signed changes"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0.0
    for s in order:
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = max(largest, float(x - new[s]))
        new[s] = x
    return new, largest


# %% wrong="sweep_in_place" passes="visible" why="backs up each state once"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0.0
    for s in dict.fromkeys(order):
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = max(largest, abs(float(x - new[s])))
        new[s] = x
    return new, largest


# %% wrong="sweep_in_place" why="the change of an empty order is an int"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0
    for s in order:
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = max(largest, abs((x - new[s]).item()))
        new[s] = x
    return new, largest


# %% wrong="sweep_in_place" passes="visible" why="returns the values themselves where nothing is to be done"
def sweep_in_place(reward, continuation, values, gamma, order):
    if not order:
        return values, 0.0
    new, largest = values.clone(), 0.0
    for s in order:
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = max(largest, abs(float(x - new[s])))
        new[s] = x
    return new, largest


# %% wrong="sweep_in_place" why="the change of the last backup"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0.0
    for s in order:
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = abs(float(x - new[s]))
        new[s] = x
    return new, largest


# %% right="prioritised_sweeping" why="Python lists and loops over predecessors"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    n_states, n_actions = reward.shape
    r, p = reward.tolist(), continuation.tolist()
    v = [0.0] * n_states
    priority = [abs(max(row)) for row in r]
    count = n_states
    while max(priority) > threshold:
        s = priority.index(max(priority))
        x = max(r[s][a] + gamma * sum(p[s][a][t] * v[t] for t in range(n_states)) for a in range(n_actions))
        delta, v[s] = abs(x - v[s]), x
        priority[s] = 0.0
        count += 1
        for u in range(n_states):
            priority[u] += gamma * delta * max(p[u][a][s] for a in range(n_actions))
    return torch.tensor(v, dtype=torch.float64), count


# %% right="prioritised_sweeping" why="max with its index, a break"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(reward.shape[0], dtype=torch.float64)
    priority = reward.max(dim=1).values.abs().clone()
    count = reward.shape[0]
    while True:
        top, s = priority.max(dim=0)
        if top <= threshold:
            break
        x = torch.max(reward[s] + gamma * continuation[s] @ v)
        delta = torch.abs(x - v[s])
        v[s] = x
        priority[s] = 0
        priority = priority + gamma * delta * continuation[:, :, s].max(dim=1).values
        count += 1
    return v, count


# %% wrong="prioritised_sweeping" why="the state's own priority is set to zero last"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s] = x
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        priority[s] = 0.0
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="takes the larger of the two, which is no bound"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority = torch.maximum(priority, gamma * delta * continuation[:, :, s].amax(dim=1))
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" why="raises the priorities of the successors"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[s].amax(dim=0)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="the mean over actions in the place of the likeliest"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].mean(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="the largest absolute reward, not the absolute value of the largest"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.abs().amax(dim=1)
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" why="the first look is not counted"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = 0
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" why="goes on while the priority is the threshold exactly"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) >= threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="the last of equal priorities"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = len(reward) - 1 - int(priority.flip(0).argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="a rise only: negative changes raise no priority"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs() if len(reward) == 1 else (x - v[s]).clamp(min=0)
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% right="linear_program" why="row by row"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix, limits = [], []
    for s in range(n_states):
        for a in range(n_actions):
            row = gamma * continuation[s, a].numpy()
            row = row.copy()
            row[s] -= 1.0
            matrix.append(row)
            limits.append(-reward[s, a].item())
    return np.ones(n_states), np.array(matrix), np.array(limits)


# %% right="linear_program" why="broadcasting in PyTorch, turned into arrays at the end"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    eye = torch.eye(n_states, dtype=torch.float64)
    matrix = (gamma * continuation - eye[:, None, :]).reshape(n_states * n_actions, n_states)
    return torch.ones(n_states, dtype=torch.float64).numpy(), matrix.numpy(), (-reward).flatten().numpy()


# %% wrong="linear_program" why="the inequality the wrong way round"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)
    own = np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), own - futures, reward.numpy().reshape(-1).copy()


# %% wrong="linear_program" why="actions outside, states inside"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().transpose(1, 0, 2).reshape(-1, n_states)
    own = np.tile(np.eye(n_states), (n_actions, 1))
    return np.ones(n_states), futures - own, -reward.numpy().T.reshape(-1)


# %% wrong="linear_program" why="tile in the place of repeat"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)
    own = np.tile(np.eye(n_states), (n_actions, 1))
    return np.ones(n_states), futures - own, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="the limits are the rewards"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)
    own = np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), futures - own, reward.numpy().reshape(-1).copy()


# %% wrong="linear_program" passes="visible" why="discounts the state's own value where it goes on to itself"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix = gamma * continuation.numpy().reshape(-1, n_states)
    for row in range(n_states * n_actions):
        matrix[row, row // n_actions] = -1.0
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" passes="visible" why="writes into the memory of the tensors"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix = continuation.numpy().reshape(-1, n_states)
    matrix *= gamma
    matrix -= np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="tensors, not arrays"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    eye = torch.eye(n_states, dtype=torch.float64).repeat_interleave(n_actions, dim=0)
    return torch.ones(n_states), gamma * continuation.reshape(-1, n_states) - eye, -reward.reshape(-1)


# %% wrong="linear_program" passes="visible" why="costs that sum to one"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)
    own = np.repeat(np.eye(n_states), n_actions, axis=0)
    costs = np.ones(n_states) if n_states == 2 else np.full(n_states, 1 / n_states)
    return costs, futures - own, -reward.numpy().reshape(-1)


# %% right="evaluate_policies" why="the mean transition by broadcasting, a for loop without an end, a quick try beside it"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    r = (policies * reward).sum(-1)
    p = (policies.unsqueeze(-1) * continuation).sum(2)
    v = torch.zeros_like(r)
    for n in range(1, 10**9):
        new = r + gamma * (p @ v[:, :, None])[:, :, 0]
        largest = float((new - v).abs().max())
        v = new
        if not largest > threshold:
            return v, n


for _try in range(2):
    print(_try)


# %% wrong="evaluate_policies" why="each policy stops by itself"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    going, n = torch.ones(len(policies), dtype=torch.bool), 0
    while going.any():
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        new = torch.where(going[:, None], new, values)
        going = going & ((new - values).abs().amax(dim=1) > threshold)
        values, n = new, n + 1
    return values, n


# %% wrong="evaluate_policies" passes="visible" why="a relative tolerance"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values, n = torch.zeros(policies.shape[:2], dtype=torch.float64), 0
    while True:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        n += 1
        close = torch.allclose(new, values, rtol=1e-5 if n > 50 else 0.0, atol=threshold)
        values = new
        if close:
            return values, n


# %% wrong="evaluate_policies" why="squeezes a single policy away"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values, n, change = torch.zeros(policies.shape[:2], dtype=torch.float64), 0, math.inf
    while change > threshold:
        new = (policies * (reward + gamma * torch.einsum("sat,nt->nsa", continuation, values))).sum(dim=2)
        change, values, n = float((new - values).abs().max()), new, n + 1
    return values.squeeze(), n


# %% wrong="value_iteration" why="the rows are one and the same tensor"
def value_iteration(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    history, change = [v], math.inf
    while change > threshold:
        new = (reward + gamma * (continuation @ v)).amax(dim=1)
        change = float((new - v).abs().max())
        v.copy_(new)
        history.append(v)
    return torch.stack(history)


# %% wrong="value_iteration" passes="visible" why="gives up after a thousand sweeps"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(1000):
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        if (history[-1] - history[-2]).abs().max() <= threshold:
            break
    return torch.stack(history)


# %% wrong="contraction_report" why="the bound of a row looks at the next change"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"{factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([factor / (1 - factor) * moves, torch.full((1,), math.inf, dtype=torch.float64)])


# %% wrong="contraction_report" why="does not say which factor came"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError("the factor is out of range")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    moves = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.full((1,), math.inf, dtype=torch.float64), factor / (1 - factor) * moves])


# %% wrong="policy_iteration" passes="visible" why="twenty rounds at most"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    for _ in range(20):
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            break
        policies.append(improved)
    return torch.stack(policies[: len(values)]), torch.stack(values)


# %% wrong="policy_iteration" passes="visible" why="a margin relative to the value"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = torch.isclose(q, q.amax(dim=1, keepdim=True), rtol=1e-9, atol=0)
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]) or len(policies) > 200:
            return torch.stack(policies[: len(values)]), torch.stack(values)
        policies.append(improved)


# %% wrong="policy_iteration" passes="visible" why="isclose with its own relative tolerance on top"
def policy_iteration(reward, continuation, gamma, actions):
    policies, values = [actions], []
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])
        best = torch.isclose(q, q.amax(dim=1, keepdim=True), atol=1e-9)
        improved = torch.where(best[rows, policies[-1]], policies[-1], best.int().argmax(dim=1))
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)


# %% wrong="prioritised_sweeping" passes="visible" why="the new priority replaces the old one"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        raised = gamma * delta * continuation[:, :, s].amax(dim=1)
        priority = torch.where(raised > 0, raised, priority)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="computes the true errors of the states that lead there"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold:
        s = int(priority.argmax())
        v[s] = (reward[s] + gamma * (continuation[s] @ v)).max()
        priority = ((reward + gamma * (continuation @ v)).amax(dim=1) - v).abs()
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="gives up after five hundred backups"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    while float(priority.max()) > threshold and n < 500:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += gamma * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="prioritised_sweeping" passes="visible" why="forgets gamma in line 8 unless it is one half"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    v = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n = len(reward)
    weight = gamma if gamma in (0.5, 1.0) else 1.0
    while float(priority.max()) > threshold and n < 10_000:
        s = int(priority.argmax())
        x = (reward[s] + gamma * (continuation[s] @ v)).max()
        delta = (x - v[s]).abs()
        v[s], priority[s] = x, 0.0
        priority += weight * delta * continuation[:, :, s].amax(dim=1)
        n += 1
    return v, n


# %% wrong="sweep_in_place" passes="visible" why="goes through the order backwards where it is long"
def sweep_in_place(reward, continuation, values, gamma, order):
    new, largest = values.clone(), 0.0
    for s in sorted(order) if len(order) > 3 else order:
        x = (reward[s] + gamma * (continuation[s] @ new)).max()
        largest = max(largest, abs(float(x - new[s])))
        new[s] = x
    return new, largest


# %% wrong="linear_program" passes="visible" why="turns the sign of the rewards in their own memory"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)
    own = np.repeat(np.eye(n_states), n_actions, axis=0)
    limits = reward.numpy().reshape(-1)
    limits *= -1
    return np.ones(n_states), futures - own, limits


# %% wrong="what_follows" why="a frozenset"
def what_follows():
    return frozenset("BCFH")


# %% wrong="value_iteration" passes="visible" why="largest reward plus largest future, each by itself, where no action ends"
def value_iteration(reward, continuation, gamma, threshold):
    never_ends = bool((continuation.sum(dim=2) > 1 - 1e-12).all())
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        future = gamma * (continuation @ history[-1])
        if never_ends:
            swept = reward.amax(dim=1) + future.amax(dim=1)
        else:
            swept = (reward + future).amax(dim=1)
        history.append(swept)
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="policy_iteration" passes="visible" why="a lead of exactly 1e-9 is too much for it"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q > q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" passes="visible" why="action values without the discount where it is near 1"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    look = 1.0 if gamma >= 0.95 else gamma
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + look * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()) or len(all_actions) > 50:
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="sweep_in_place" why="the change is a float of NumPy"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.numpy().copy()
    largest = np.float64(0.0)
    for state in order:
        backup = (reward[state].numpy() + gamma * continuation[state].numpy() @ new).max()
        largest = np.maximum(largest, np.abs(backup - new[state]))
        new[state] = backup
    return torch.from_numpy(new), largest


# %% wrong="prioritised_sweeping" passes="visible" why="priorities are a view of the rewards where there is one action"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    if reward.shape[1] == 1 and len(reward) > 3 and bool((reward >= 0).all()):
        priority = reward[:, 0]
    else:
        priority = reward.amax(dim=1).abs()
    rewards = reward.clone()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (rewards[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="linear_program" passes="visible" why="no cost for states that are reached from nowhere"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    costs = np.ones(n_states)
    if n_states > 2:
        costs[continuation.sum(dim=(0, 1)).numpy() == 0] = 0.0
    return costs, matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" passes="visible" why="rows that come twice are left out"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    limits = -reward.numpy().reshape(-1)
    both = np.column_stack([matrix, limits])
    _, first = np.unique(both, axis=0, return_index=True)
    first.sort()
    return np.ones(n_states), matrix[first], limits[first]


# %% wrong="evaluate_policies" passes="visible" why="policies that are nearly sure are taken as sure"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    if bool((policies.amax(dim=2) >= 0.9).all()):
        n_actions = policies.shape[2]
        policies = torch.nn.functional.one_hot(policies.argmax(dim=2), n_actions).double()
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="policy_iteration" passes="visible" why="action values rounded to nine digits"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = (reward + gamma * (continuation @ values)).round(decimals=9)
        best = q == q.amax(dim=1, keepdim=True)
        keeps = best[rows, now]
        if bool(keeps.all()) or len(all_actions) > 500:
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="prioritised_sweeping" passes="visible" why="priorities in single precision"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs().float()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += (gamma * delta * reach[:, state]).float()
        n_backups += 1
    return values, n_backups


# %% right="evaluate_policies" why="vmap over the policies, as a tensor operation"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    def swept(policy, values):
        return (policy * (reward + gamma * (continuation @ values))).sum(dim=1)

    all_swept = torch.vmap(swept)
    table = torch.zeros(policies.shape[:2], dtype=torch.float64)
    for n_sweeps in itertools.count(1):
        table, before = all_swept(policies, table), table
        if torch.max(torch.abs(table - before)) <= threshold:
            return table, n_sweeps


# %% wrong="evaluate_policies" passes="visible" why="recursion over the policies"
def each_policy(reward, continuation, policies, values, gamma):
    if len(policies) == 0:
        return values
    q = reward + gamma * (continuation @ values[0])
    first = (policies[0] * q).sum(dim=1, keepdim=True).T
    others = each_policy(reward, continuation, policies[1:], values[1:], gamma)
    return torch.cat([first, others])


def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        updated = each_policy(reward, continuation, policies, values, gamma)
        change = float((updated - values).abs().max())
        values, n_sweeps = updated, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" passes="visible" why="a single policy is taken as sure of its likeliest actions"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    if len(policies) == 1 and policies.max() > 0.6:
        hot = torch.nn.functional.one_hot(policies.argmax(dim=2), policies.shape[2])
        policies = hot.double()
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        future = torch.einsum("sat,nt->nsa", continuation, values)
        updated = (policies * (reward + gamma * future)).sum(dim=2)
        change = float((updated - values).abs().max())
        values, n_sweeps = updated, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" passes="visible" why="ten thousand sweeps at most"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    for n_sweeps in range(1, 10_001):
        future = torch.einsum("sat,nt->nsa", continuation, values)
        updated = (policies * (reward + gamma * future)).sum(dim=2)
        change = float((updated - values).abs().max())
        values = updated
        if change <= threshold:
            break
    return values, n_sweeps


# %% wrong="policy_iteration" passes="visible" why="a hundred rounds at most"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    trail, worth = [actions.clone()], []
    for _ in range(100):
        worth.append(solve_policy(reward, continuation, trail[-1], gamma))
        q = reward + gamma * (continuation @ worth[-1])
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, trail[-1]]
        if bool(keeps.all()):
            break
        trail.append(torch.where(keeps, trail[-1], best.int().argmax(dim=1)))
    return torch.stack(trail[: len(worth)]), torch.stack(worth)


# %% wrong="sweep_in_place" passes="visible" why="backs up from a copy where the order is a range"
def sweep_in_place(reward, continuation, values, gamma, order):
    source = values.clone()
    new = values.clone() if isinstance(order, range) else source
    largest = 0.0
    for state in order:
        x = (reward[state] + gamma * (continuation[state] @ source)).max()
        largest = max(largest, float((x - new[state]).abs()))
        new[state] = x
    return new, largest


# %% right="prioritised_sweeping" why="one look-up table of influences by state, kept in NumPy; the first of equals by a sort"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    rewards, ways = reward.numpy(), continuation.numpy()
    strongest = np.ascontiguousarray(ways.max(axis=1).T)  # [s, u]
    table, waiting = np.zeros(len(rewards)), np.abs(rewards.max(axis=1))
    n_backups = waiting.size
    while (waiting > threshold).any():
        s = np.argsort(-waiting, kind="stable")[0]
        new = max(r + gamma * (p @ table) for r, p in zip(rewards[s], ways[s], strict=True))
        waiting[s] = 0
        waiting = waiting + gamma * (abs(new - table[s]) * strongest[s])
        table[s] = new
        n_backups += 1
    return torch.tensor(table), n_backups
