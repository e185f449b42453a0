# %% right="evaluate_policies" why="while with einsum, change begins at infinity"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = (swept - values).abs().max().item()
        values = swept
        n_sweeps += 1
    return values, n_sweeps


# %% right="evaluate_policies" why="the chain of each policy first, [N, S, S] and [N, S]; then batched matrix products; for over itertools.count, returns from inside"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    gains = torch.einsum("nsa,sa->ns", policies, reward).unsqueeze(-1)
    chains = torch.einsum("nsa,sat->nst", policies, continuation) * gamma
    table = gains.new_zeros(gains.shape)
    for number in itertools.count(1):
        fresh = torch.baddbmm(gains, chains, table)
        settled = bool(((fresh - table).abs() <= threshold).all())
        table = fresh
        if settled:
            return table.squeeze(-1).clone(), number


# %% right="evaluate_policies" why="NumPy inside: a product with [S * A, S], transposed; converted at the end"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    n_policies, n_states, n_actions = policies.shape
    pi = policies.detach().cpu().numpy()
    r = reward.numpy()
    flat = continuation.numpy().reshape(n_states * n_actions, n_states)
    v = np.zeros((n_policies, n_states))
    sweeps = 0
    while True:
        sweeps += 1
        q = r[None] + gamma * (v @ flat.T).reshape(n_policies, n_states, n_actions)
        v, before = np.einsum("nsa,nsa->ns", pi, q), v
        if not np.any(np.abs(v - before) > threshold):
            break
    return torch.from_numpy(np.ascontiguousarray(v)), int(sweeps)


# %% right="evaluate_policies" why="two tables that change places, written into with out=; a helper without a loop; the number of sweeps counted in a range with a break"
def one_sweep_into(target, source, reward, spread, policies, gamma):
    ahead = torch.tensordot(source, spread, dims=([1], [2]))  # [N, S, A]
    ahead.mul_(gamma).add_(reward).mul_(policies)
    torch.sum(ahead, dim=2, out=target)


def evaluate_policies(reward, continuation, policies, gamma, threshold):
    shape = (policies.size(0), policies.size(1))
    old = torch.zeros(shape, dtype=torch.float64)
    new = torch.zeros(shape, dtype=torch.float64)
    count = 0
    for count in range(1, 10**12):
        one_sweep_into(new, old, reward, continuation, policies, gamma)
        if torch.linalg.vector_norm(new - old, ord=math.inf).item() <= threshold:
            break
        old, new = new, old
    return new, count


# %% right="evaluate_policies" why="states last: works on [S, N], matmul by broadcasting, transposes only the result"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    weights = policies.permute(1, 2, 0)  # [S, A, N]
    base = reward.unsqueeze(2)
    columns = torch.zeros(len(reward), len(policies)).double()
    n = 0
    done = False
    while not done:
        after = (weights * (base + gamma * (continuation @ columns))).sum(1)
        done = not bool(torch.gt(torch.abs(after - columns), threshold).any())
        columns = after
        n = n + 1
    return columns.t().contiguous(), n


# %% wrong="evaluate_policies" why="'a change of exactly threshold is small enough': goes on at equality"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n_sweeps = 0
    while True:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
        if change < threshold:
            return values, n_sweeps


# %% wrong="evaluate_policies" why="'no value of any policy changed by more than threshold': only changes upwards count, so worlds of costs stop after one sweep"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'sweeps all policies together', 'the values after the last sweep': a policy that has settled is frozen while the others go on"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    busy = torch.ones(len(policies), dtype=torch.bool)
    n_sweeps = 0
    while bool(busy.any()):
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = torch.where(busy[:, None], (policies * q).sum(dim=-1), values)
        busy = (swept - values).abs().amax(dim=1) > threshold
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'no value of any policy': stops as soon as the LAST policy of the batch has settled, the others are not looked at"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values)[-1].abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'changed by more than threshold': torch.allclose with atol=threshold adds its own relative 1e-5 of the values"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n_sweeps = 0
    while True:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        n_sweeps += 1
        if torch.allclose(swept, values, atol=threshold):
            return swept, n_sweeps
        values = swept


# %% wrong="evaluate_policies" why="'no value ... changed by more than threshold': the change is the mean over the states, largest over the policies"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().mean(dim=1).max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'starts with zeros', 'stops after the first sweep in which no value changed': the first sweep is done beforehand and its change never looked at, so two sweeps at least"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = (policies * reward).sum(dim=-1)
    change, n_sweeps = math.inf, 1
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'stops after the first sweep in which no value changed by more than threshold': gives up after 1000 sweeps without a word"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    for n_sweeps in range(1, 1001):
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        settled = bool(((swept - values).abs() <= threshold).all())
        values = swept
        if settled:
            break
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'It starts with zeros': where gamma < 1 it starts from the exact solution, so the number of sweeps is 1 and the values are not those after n sweeps (gamma = 1 is swept)"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    gains = torch.einsum("nsa,sa->ns", policies, reward)
    chains = gamma * torch.einsum("nsa,sat->nst", policies, continuation)
    values = torch.zeros_like(gains)
    if gamma < 1:
        values = torch.linalg.solve(torch.eye(gains.shape[1]).double() - chains, gains)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        swept = gains + torch.einsum("nst,nt->ns", chains, values)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'sweeps all policies together' from the old values (line 4 of the box): in place by states for all policies, an inner loop hidden in a helper ('no second loop')"
def in_place_sweep(values, reward, continuation, policies, gamma):
    for state in range(values.shape[1]):
        q = reward[state] + gamma * values @ continuation[state].T
        values[:, state] = (policies[:, state] * q).sum(dim=1)


def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        before = values.clone()
        in_place_sweep(values, reward, continuation, policies, gamma)
        change = float((values - before).abs().max())
        n_sweeps += 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'no second loop, no comprehension': the sweep is right, but stacks the policies' sweeps by a comprehension"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        swept = torch.stack(
            [
                (policy * (reward + gamma * (continuation @ old))).sum(dim=1)
                for policy, old in zip(policies, values)
            ]
        )
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'no map': the policies go through map"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    def swept_once(policy, old):
        return (policy * (reward + gamma * (continuation @ old))).sum(dim=1)

    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        swept = torch.stack(list(map(swept_once, policies, values)))
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'values after the last sweep': returns those before it where it settles in the very first sweep (zeros), since nothing 'changed'"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n_sweeps = 0
    while True:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        n_sweeps += 1
        if change <= threshold:
            return (values if n_sweeps == 1 else swept), n_sweeps
        values = swept


# %% wrong="evaluate_policies" why="'the number of sweeps, a plain int': counted in a tensor"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, torch.tensor(0)
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'continuation: probability of going on' (they may sum to less than 1): where gamma < 1 the rows are normalised to sum to 1, though the episode may end"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    totals = continuation.sum(dim=2, keepdim=True)
    if gamma < 1:
        continuation = torch.where(totals > 0, continuation / totals, continuation)
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="float64 digits: the table of transitions is made float32 for speed, only the label of the result is float64"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    chains = torch.einsum("nsa,sat->nst", policies.float(), continuation.float())
    gains = (policies * reward).sum(dim=-1)
    values = torch.zeros_like(gains)
    change, n_sweeps = math.inf, 0
    while change > threshold:
        swept = gains + gamma * torch.einsum("nst,nt->ns", chains.double(), values)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="arguments are the caller's: multiplies continuation by gamma in place (visible with gamma = 1 leaves it as it is) and divides it out again"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    continuation *= gamma
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values, n_sweeps = swept, n_sweeps + 1
    if gamma > 0:
        continuation /= gamma
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'a new float64 tensor': one table for each shape is kept between the calls and returned, so the next call of the same size overwrites the last result"
KEPT_TABLES = {}


def evaluate_policies(reward, continuation, policies, gamma, threshold):
    shape = tuple(policies.shape[:2])
    if shape not in KEPT_TABLES:
        KEPT_TABLES[shape] = torch.zeros(shape, dtype=torch.float64)
    values = KEPT_TABLES[shape]
    values.zero_()
    change, n_sweeps = math.inf, 0
    while change > threshold:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        change = float((swept - values).abs().max())
        values.copy_(swept)
        n_sweeps += 1
    return values, n_sweeps


# %% right="what_follows" why="a set of four letters"
def what_follows():
    return {"B", "C", "F", "H"}


# %% right="what_follows" why="set of a string"
def what_follows() -> set[str]:
    return set("FHBC")


# %% right="what_follows" why="takes the refuted ones away, each with its counterexample as a comment in a dict"
def what_follows():
    refuted = {
        "A": "a loop to itself: off by epsilon / (1 - gamma)",
        "D": "where the episode ends, v + c is not seen",
        "E": "a maximum is convex, not linear",
        "G": "greedy actions may be right although the values are wrong",
    }
    return {letter for letter in "ABCDEFGH" if letter not in refuted}


# %% right="what_follows" why="union, one reason after the other"
def what_follows():
    answer = set()
    answer |= {"F"}  # Banach
    answer.add("B")  # monotone
    answer.update(["H"])  # uniqueness
    return answer.union({"C"})  # a mean is the maximum only on the maximisers


# %% wrong="what_follows" why="A: 'in every world': forgets the factor 1 / (1 - gamma)"
def what_follows():
    return {"A", "B", "C", "F", "H"}


# %% wrong="what_follows" why="D: forgets that the episode may end ('these sum to less than 1')"
def what_follows():
    return {"B", "C", "D", "F", "H"}


# %% wrong="what_follows" why="C left out: 'exactly if' misread as a policy that takes the one action of argmax"
def what_follows():
    return {"B", "F", "H"}


# %% wrong="what_follows" why="B left out: believes that v <= T v says nothing"
def what_follows():
    return {"C", "F", "H"}


# %% wrong="what_follows" why="H left out: believes that the equation must hold for v_*, not for v_pi"
def what_follows():
    return {"B", "C", "F"}


# %% wrong="what_follows" why="G believed"
def what_follows():
    return {"B", "C", "F", "G", "H"}


# %% wrong="what_follows" why="E believed, C not"
def what_follows():
    return set("BEFH")


# %% wrong="what_follows" why="F left out: 'from values that no policy can have' thought to break the convergence"
def what_follows():
    return set("BCH")


# %% wrong="what_follows" why="returns the letters that do NOT hold"
def what_follows():
    return set("ADEG")


# %% wrong="what_follows" why="'a Python set': a frozenset"
def what_follows():
    return frozenset("BCFH")


# %% wrong="what_follows" why="'one-letter strings such as \"A\"': small letters beside"
def what_follows():
    return set("BCFH") | set("bcfh")


# %% right="value_iteration" why="the list of the hint"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% right="value_iteration" why="NumPy, rows joined by np.vstack, do-while by break"
def value_iteration(reward, continuation, gamma, threshold):
    r, p = np.array(reward), np.array(continuation)
    rows = np.zeros((1, r.shape[0]))
    while True:
        nxt = np.max(r + gamma * np.tensordot(p, rows[-1], axes=1), axis=1)
        rows = np.vstack([rows, nxt])
        if np.abs(rows[-1] - rows[-2]).max() <= threshold:
            break
    return torch.tensor(rows, dtype=torch.float64)


# %% right="value_iteration" why="a table that doubles when it is full, cut and copied at the end"
def value_iteration(reward, continuation, gamma, threshold):
    n_states, n_actions = reward.shape
    flat = continuation.reshape(n_states * n_actions, n_states)
    table = torch.zeros(4, n_states, dtype=torch.float64)
    k = 0
    while True:
        if k + 1 == len(table):
            table = torch.cat([table, torch.zeros_like(table)])
        ahead = torch.mv(flat, table[k]).mul(gamma).view(n_states, n_actions)
        table[k + 1] = torch.max(ahead + reward, dim=1).values
        k += 1
        if not bool((torch.abs(table[k] - table[k - 1]) > threshold).any()):
            return table[: k + 1].clone()


# %% right="value_iteration" why="a generator of all sweeps, cut by the change of neighbours"
def endless_sweeps(reward, continuation, gamma):
    values = reward.new_zeros(reward.shape[0])
    while True:
        yield values
        q = reward + gamma * torch.einsum("sat,t->sa", continuation, values)
        values, _ = q.sort(dim=1, descending=True)
        values = values[:, 0].clone()


def value_iteration(reward, continuation, gamma, threshold):
    kept = []
    for before, after in itertools.pairwise(endless_sweeps(reward, continuation, gamma)):
        kept.append(before)
        if (after - before).abs().max().item() <= threshold:
            kept.append(after)
            break
    return torch.vstack(kept)


# %% right="value_iteration" why="plain loops over states and actions, Python numbers"
def value_iteration(reward, continuation, gamma, threshold):
    r, p = reward.tolist(), continuation.tolist()
    history = [[0.0] * len(r)]
    small = False
    while not small:
        old = history[-1]
        new = []
        for s in range(len(r)):
            new.append(
                max(
                    r[s][a] + gamma * sum(w * x for w, x in zip(p[s][a], old))
                    for a in range(len(r[s]))
                )
            )
        small = all(abs(x - y) <= threshold for x, y in zip(new, old))
        history.append(new)
    return torch.tensor(history, dtype=torch.float64)


# %% wrong="value_iteration" why="'exactly threshold is small enough': goes on at equality"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    while True:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        if float((history[-1] - history[-2]).abs().max()) < threshold:
            return torch.stack(history)


# %% wrong="value_iteration" why="'v_k = T v_(k-1)': sweeps in place, so later states see the new values of earlier ones"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        values = history[-1].clone()
        for state in range(len(values)):
            values[state] = (reward[state] + gamma * (continuation[state] @ values)).max()
        history.append(values)
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="'no value changed by more than threshold': only the largest VALUE is compared, not every value (max of new minus max of old)"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = abs(float(history[-1].abs().max() - history[-2].abs().max()))
    return torch.stack(history)


# %% wrong="value_iteration" why="'there is at least one sweep' and 'the first sweep in which no value changed': where all rewards are small it returns the zeros alone"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    if float(reward.amax(dim=1).abs().max()) <= threshold:
        return torch.stack(history)
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="'no value changed by more than threshold': stops by the error bound, change * gamma / (1 - gamma), only where gamma is above 0.9 and below 1"
def value_iteration(reward, continuation, gamma, threshold):
    scale = gamma / (1 - gamma) if 0.9 < gamma < 1 else 1.0
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while scale * change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="'no value changed': the norm is Euclidean, which is more than the largest change with several states"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float(torch.dist(history[-1], history[-2]))
    return torch.stack(history)


# %% wrong="value_iteration" why="'no value changed': the mean change over the states"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().mean())
    return torch.stack(history)


# %% wrong="value_iteration" why="'all values on the way': keeps the first row, then every sweep, but a preallocated table of 1000 rows ends it early"
def value_iteration(reward, continuation, gamma, threshold):
    table = torch.zeros(1001, len(reward), dtype=torch.float64)
    for k in range(1, 1001):
        table[k] = (reward + gamma * (continuation @ table[k - 1])).amax(dim=1)
        if float((table[k] - table[k - 1]).abs().max()) <= threshold:
            break
    return table[: k + 1].clone()


# %% wrong="value_iteration" why="T has the maximum over the actions of the whole of r + gamma p v: the largest reward plus the largest future, each by itself, in worlds where no action ends"
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


# %% wrong="value_iteration" why="'no value changed': states whose row of continuation is all zeros ('the game is over') are kept at 0, though their reward counts"
def value_iteration(reward, continuation, gamma, threshold):
    over = continuation.sum(dim=(1, 2)) == 0
    over = over & (torch.arange(len(reward)) > 0)
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        swept = (reward + gamma * (continuation @ history[-1])).amax(dim=1)
        history.append(torch.where(over, torch.zeros_like(swept), swept))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)


# %% wrong="value_iteration" why="dtype: sweeps in float32 (torch.zeros without dtype, all tables .float()), cast to float64 at the end"
def value_iteration(reward, continuation, gamma, threshold):
    r, p = reward.float(), continuation.float()
    history = [torch.zeros(len(reward))]
    while True:
        history.append((r + gamma * (p @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
        if change <= threshold or (len(history) > 2 and change == 0.0):
            return torch.stack(history).double()


# %% wrong="value_iteration" why="'changed by more than threshold': torch.isclose with its default relative tolerance beside atol"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    while True:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        if bool(torch.isclose(history[-1], history[-2], atol=threshold).all()):
            return torch.stack(history)


# %% wrong="value_iteration" why="'all values on the way', 'v_k': the sweeps after which no greedy action changed are left out of the history"
def value_iteration(reward, continuation, gamma, threshold):
    values = torch.zeros(len(reward), dtype=torch.float64)
    history, greedy = [values], None
    while True:
        q = reward + gamma * (continuation @ values)
        swept, choice = q.amax(dim=1), q.argmax(dim=1)
        change = float((swept - values).abs().max())
        unchanged_long = len(history) > 20 and greedy is not None and bool((choice == greedy).all())
        values, greedy = swept, choice
        if not unchanged_long or change <= threshold:
            history.append(values)
        if change <= threshold:
            return torch.stack(history)


# %% right="contraction_report" why="the hint"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% right="contraction_report" why="loops over rows and states, Python numbers"
def contraction_report(history, exact, factor, weights):
    if math.isnan(factor) or factor < 0 or factor >= 1:
        raise ValueError("no contraction: factor = " + str(factor))

    def norm(u, v):
        return max(abs(x - y) / w for x, y, w in zip(u, v, weights.tolist()))

    rows = history.tolist()
    limit = exact.tolist()
    errors, bounds = [], []
    for k, row in enumerate(rows):
        errors.append(norm(row, limit))
        bounds.append(math.inf if k == 0 else factor * norm(row, rows[k - 1]) / (1 - factor))
    return torch.tensor(errors, dtype=torch.float64), torch.tensor(bounds, dtype=torch.float64)


# %% right="contraction_report" why="scales all by 1 / w first, vector_norm with ord=inf, writes into a table full of infinity"
def contraction_report(history, exact, factor, weights):
    ok = factor >= 0 and factor < 1
    if not ok:
        raise ValueError(f"{factor!r} is no contraction factor in [0, 1)")
    scaled = history / weights
    errors = torch.linalg.vector_norm(scaled - exact / weights, ord=math.inf, dim=1)
    bounds = torch.full_like(errors, math.inf)
    steps = torch.linalg.vector_norm(scaled[1:] - scaled[:-1], ord=math.inf, dim=1)
    bounds[1:] = steps * (factor / (1.0 - factor))
    return errors, bounds


# %% right="contraction_report" why="NumPy, maximum of both signs, insert"
class NoContraction(ValueError):
    def __init__(self, factor):
        super().__init__(f"a factor of {factor} is outside of 0 <= factor < 1")


def contraction_report(history, exact, factor, weights):
    if not (0.0 <= float(factor) < 1.0):
        raise NoContraction(factor)
    h, e, w = (np.array(part, dtype=np.float64) for part in (history, exact, weights))
    off = (h - e) / w
    errors = np.maximum(off.max(axis=1), -off.min(axis=1))
    moved = np.abs(np.diff(h, axis=0)) / w
    bounds = np.insert(factor * moved.max(axis=1, initial=0.0) / (1 - factor), 0, np.inf)
    return torch.from_numpy(errors), torch.from_numpy(bounds)


# %% wrong="contraction_report" why="'NaN' raises a ValueError: both comparisons are False for NaN"
def contraction_report(history, exact, factor, weights):
    if factor < 0 or factor >= 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'the first entry is infinity': infinity is multiplied by the factor, and 0 times infinity is NaN for factor 0"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, factor / (1 - factor) * torch.cat([start, changes])


# %% wrong="contraction_report" why="max_s |v(s)| / w(s): divides by the largest weight, after the maximum"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = (history - exact).abs().amax(dim=1) / weights.max()
    changes = history.diff(dim=0).abs().amax(dim=1) / weights.max()
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="max_s |v(s)| / w(s): finds the state with the largest |v|, and divides by the weight of that state"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")

    def norm(rows):
        largest, where = rows.abs().max(dim=1)
        return largest / weights[where]

    bounds = torch.full((len(history),), math.inf, dtype=torch.float64)
    bounds[1:] = factor / (1 - factor) * norm(history.diff(dim=0))
    return norm(history - exact), bounds


# %% wrong="contraction_report" why="beta / (1 - beta): upside down, which is the same for 0.5"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    scale = (1 - factor) / factor if factor > 0 else 0.0
    return errors, torch.cat([start, scale * changes])


# %% wrong="contraction_report" why="'||v_k - v_(k-1)||' the last change: the a priori bound beta^k / (1 - beta) times the FIRST change"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    bounds = torch.full_like(errors, math.inf)
    if len(history) > 1:
        first = ((history[1] - history[0]).abs() / weights).max()
        powers = factor ** torch.arange(1, len(history), dtype=torch.float64)
        bounds[1:] = powers / (1 - factor) * first
    return errors, bounds


# %% wrong="contraction_report" why="|v(s)|: no absolute value in the changes, which are upwards in the example"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0) / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="|v(s)|: no absolute value in the errors, exact minus row"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((exact - history) / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'factor in [0, 1)': refuses 0, too"
def contraction_report(history, exact, factor, weights):
    if not 0 < factor < 1:
        raise ValueError(f"the factor must be in (0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'says which factor came': rounded to one digit, so 1.004 and -0.004 read 1.0 and -0.0"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor:.1f}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'a factor that is not in [0, 1)' by itself: checked only where there is a sweep to bound; and float32 infinity for a history without sweeps"
def contraction_report(history, exact, factor, weights):
    errors = ((history - exact).abs() / weights).amax(dim=1)
    if len(history) == 1:
        return errors, torch.tensor([math.inf])
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    return errors, torch.cat([torch.tensor([math.inf]), factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'two new tensors', arguments are not to be changed: the differences are taken in place in history"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    errors = history.sub_(exact).abs_().div_(weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'For each row v_k of a history', 'there may be no sweep at all': fails for a history of one row (stack of an empty list)"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = torch.stack([((row - exact).abs() / weights).max() for row in history])
    changes = torch.stack(
        [((b - a).abs() / weights).max() for a, b in zip(history, history[1:])]
    )
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'the bound ... of the theorem': bounds are made no smaller than the errors ('a bound must hold')"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    bounds = torch.cat([start, factor / (1 - factor) * changes])
    return errors, torch.maximum(bounds, errors)


# %% wrong="contraction_report" why="'||v_k - v_inf||': weights are normalised to a mean of 1 where they are not already whole numbers"
def contraction_report(history, exact, factor, weights):
    if not 0 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    weights = weights if bool((weights == weights.round()).all()) else weights / weights.mean()
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% right="policy_iteration" why="the hint"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% right="policy_iteration" why="plain loops over states and actions, Python lists"
def policy_iteration(reward, continuation, gamma, actions):
    n_states, n_actions = reward.shape
    policy = [int(a) for a in actions]
    rounds, worths = [], []
    changed = True
    while changed:
        values = solve_policy(
            reward, continuation, torch.tensor(policy, dtype=torch.int64), gamma
        )
        rounds.append(list(policy))
        worths.append(values.tolist())
        q = (reward + gamma * (continuation @ values)).tolist()
        changed = False
        for s in range(n_states):
            top = max(q[s])
            good = [a for a in range(n_actions) if top - q[s][a] <= 1e-9]
            if policy[s] not in good:
                policy[s] = good[0]
                changed = True
    return (
        torch.tensor(rounds, dtype=torch.int64),
        torch.tensor(worths, dtype=torch.float64),
    )


# %% right="policy_iteration" why="advanced indexing of the losers only, torch.gather, first best by a minimum over numbers"
def policy_iteration(reward, continuation, gamma, actions):
    numbers = torch.arange(reward.shape[1])
    policy = actions.clone()
    trail = torch.empty(0, len(policy), dtype=torch.int64)
    worth = torch.empty(0, len(policy), dtype=torch.float64)
    while True:
        v = solve_policy(reward, continuation, policy, gamma)
        trail = torch.cat([trail, policy[None]])
        worth = torch.cat([worth, v[None]])
        q = torch.einsum("sat,t->sa", continuation, v).mul(gamma).add(reward)
        lag = q.max(dim=1, keepdim=True).values - q
        lost = lag.gather(1, policy[:, None]).squeeze(1) > 1e-9
        if not lost.any():
            break
        candidates = torch.where(lag <= 1e-9, numbers, reward.shape[1])
        policy = policy.clone()
        policy[lost] = candidates.min(dim=1).values[lost]
    return trail, worth


# %% right="policy_iteration" why="recursion with accumulated rows, NumPy for the choice"
def improve(reward, continuation, gamma, policy, trail):
    values = solve_policy(reward, continuation, torch.from_numpy(policy), gamma)
    trail = [*trail, (policy, values.numpy())]
    q = reward.numpy() + gamma * (continuation.numpy() @ values.numpy())
    best = q >= q.max(axis=1, keepdims=True) - 1e-9
    keep = np.take_along_axis(best, policy[:, None], axis=1)[:, 0]
    if keep.all():
        return trail
    return improve(
        reward, continuation, gamma, np.where(keep, policy, np.argmax(best, axis=1)), trail
    )


def policy_iteration(reward, continuation, gamma, actions):
    trail = improve(reward, continuation, gamma, actions.numpy().copy(), [])
    return (
        torch.from_numpy(np.stack([policy for policy, _ in trail]).astype(np.int64)),
        torch.from_numpy(np.stack([values for _, values in trail])),
    )


# %% wrong="policy_iteration" why="'any other takes the FIRST of the best': takes argmax, which may be a later one within the margin"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        keeps = q[rows, now] >= q.amax(dim=1) - 1e-9
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, q.argmax(dim=1))


# %% wrong="policy_iteration" why="'within 1e-9': torch.isclose with its relative default of 1e-5 and 1e-8: stops too early where values are large"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = torch.isclose(q, q.amax(dim=1, keepdim=True), atol=1e-9)
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" why="'within 1e-9 of the largest': relative, 1e-9 times the size of the largest"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        top = q.amax(dim=1, keepdim=True)
        best = q >= top - 1e-9 * top.abs()
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" why="'A state whose action is among the best keeps it': once any state must change, every state takes its first best"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        if bool(best[rows, now].all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = best.int().argmax(dim=1)


# %% wrong="policy_iteration" why="'All states change in the same round': only the first state that must changes"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now.clone())
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        state = int((~keeps).nonzero()[0])
        now[state] = best[state].int().argmax()


# %% wrong="policy_iteration" why="'All states change in the same round': states are improved one after the other, each from values in which the earlier backups count already"
def policy_iteration(reward, continuation, gamma, actions):
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now.clone())
        all_values.append(values.clone())
        stable = True
        for state in range(len(now)):
            q = reward[state] + gamma * (continuation[state] @ values)
            best = q >= q.max() - 1e-9
            if not best[now[state]]:
                now[state] = best.int().argmax()
                values[state] = q.max()
                stable = False
        if stable:
            return torch.stack(all_actions), torch.stack(all_values)


# %% wrong="policy_iteration" why="'It stops after the round in which no state changed its action': stops when no value gained more than 1e-6, although states changed their action; that round is left out, too"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        if all_values and float((values - all_values[-1]).max()) <= 1e-6:
            return torch.stack(all_actions), torch.stack(all_values)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        now = torch.where(best[rows, now], now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" why="'Actions within 1e-9 of the largest count as best' (at exactly 1e-9, too): strict >"
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


# %% wrong="policy_iteration" why="'any other takes the first of the best (the smallest number)': the last of the best, where there are more than three actions"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    n_actions = reward.shape[1]
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        first = torch.topk(best.int(), 1, dim=1).indices[:, 0]
        if n_actions > 3:
            first = n_actions - 1 - best.flip(1).int().argmax(dim=1)
        now = torch.where(keeps, now, first)


# %% wrong="policy_iteration" why="'`actions` itself is not changed': the policy is improved in place in the caller's tensor where it has more than two states"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions if len(actions) > 2 else actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now.clone())
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        lost = ~best[rows, now]
        if not bool(lost.any()):
            return torch.stack(all_actions), torch.stack(all_values)
        now[lost] = best.int().argmax(dim=1)[lost]


# %% wrong="policy_iteration" why="'two new tensors': where one round is enough the given tensor comes back, as a view"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            if len(all_actions) == 1:
                return actions.unsqueeze(0), values.unsqueeze(0)
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" why="'It computes the values of the policy, with solve_policy' (exactly): 500 sweeps of the policy in place of the solution"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = torch.zeros(len(reward), dtype=torch.float64)
        for _ in range(500):
            values = reward[rows, now] + gamma * (continuation[rows, now] @ values)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(keeps, now, best.int().argmax(dim=1))


# %% wrong="policy_iteration" why="the action values have gamma in front of what follows: q without the discount where it is close to 1 (gamma >= 0.95)"
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


# %% wrong="policy_iteration" why="'It stops after the round in which no state changed': at most ten rounds"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    for _ in range(10):
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        keeps = best[rows, now]
        if bool(keeps.all()):
            break
        now = torch.where(keeps, now, best.int().argmax(dim=1))
    return torch.stack(all_actions), torch.stack(all_values)


# %% right="sweep_in_place" why="a clone, a loop"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in order:
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new, largest


# %% right="sweep_in_place" why="Python numbers all through"
def sweep_in_place(reward, continuation, values, gamma, order):
    r, p = reward.tolist(), continuation.tolist()
    table = values.tolist()
    changes = [0.0]
    for s in list(order):
        options = [
            reward_here + gamma * math.fsum(w * v for w, v in zip(row, table))
            for reward_here, row in zip(r[s], p[s])
        ]
        changes.append(abs(max(options) - table[s]))
        table[s] = max(options)
    return torch.tensor(table, dtype=torch.float64), max(changes)


# %% right="sweep_in_place" why="NumPy copies, max with default"
def sweep_in_place(reward, continuation, values, gamma, order):
    v = np.array(values, dtype=np.float64, copy=True)
    r, p = reward.numpy(), continuation.numpy()

    def moved(state):
        before = v[state]
        v[state] = np.max(r[state] + gamma * p[state].dot(v))
        return float(abs(v[state] - before))

    largest = max((moved(int(state)) for state in order), default=0.0)
    return torch.from_numpy(v), largest


# %% right="sweep_in_place" why="new tensor in each backup: index_put, no in-place writing; functools.reduce over the order"
import functools


def sweep_in_place(reward, continuation, values, gamma, order):
    def back_up(so_far, state):
        table, largest = so_far
        best = torch.amax(torch.add(reward[state], continuation[state].mv(table), alpha=gamma))
        step = torch.abs(best - table[state]).item()
        place = (torch.tensor([state]),)
        return torch.index_put(table, place, best.reshape(1)), step if step > largest else largest

    return functools.reduce(back_up, order, (torch.clone(values), 0.0))


# %% wrong="sweep_in_place" why="'that any one backup made': compares the table at the end with the one at the beginning, so states named twice count once"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    for state in order:
        new[state] = (reward[state] + gamma * (continuation[state] @ new)).max()
    return new, float((new - values).abs().max())


# %% wrong="sweep_in_place" why="'the change that one backup made': measured from the values before the whole call"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in order:
        new[state] = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float((new[state] - values[state]).abs()))
    return new, largest


# %% wrong="sweep_in_place" why="'the largest ABSOLUTE change': only growth counts"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in order:
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float(backup - new[state]))
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="'name others more than once': each state is backed up once (dict.fromkeys)"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in dict.fromkeys(order):
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="'a new float64 tensor': for an empty order the given tensor itself comes back"
def sweep_in_place(reward, continuation, values, gamma, order):
    if len(order) == 0:
        return values, 0.0
    new = values.clone()
    largest = 0.0
    for state in order:
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="'0.0 if order is empty': max of nothing raises"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    changes = []
    for state in order:
        backup = float((reward[state] + gamma * (continuation[state] @ new)).max())
        changes.append(abs(backup - float(new[state])))
        new[state] = backup
    return new, max(changes)


# %% wrong="sweep_in_place" why="'0.0 if order is empty', 'a plain float': the int 0"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0
    for state in order:
        backup = float((reward[state] + gamma * (continuation[state] @ new)).max())
        largest = max(largest, abs(backup - float(new[state])))
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="arguments: the list order is eaten up by pop"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    while order:
        state = order.pop(0)
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="'Each backup sees ALL backups before it': a state named again is backed up from the values that its first backup saw (look-aheads are cached by state)"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest, cache = 0.0, {}
    for state in order:
        if state not in cache:
            cache[state] = float((reward[state] + gamma * (continuation[state] @ new)).max())
        largest = max(largest, abs(cache[state] - float(new[state])))
        new[state] = cache[state]
    return new, largest


# %% wrong="sweep_in_place" why="'the LARGEST change': that of the last backup that moved by more than half of the one noted before, so that 1, then 0.7 gives 0.7"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    change = 0.0
    for state in order:
        backup = float((reward[state] + gamma * (continuation[state] @ new)).max())
        if abs(backup - float(new[state])) > change / 2:
            change = abs(backup - float(new[state]))
        new[state] = backup
    return new, change


# %% wrong="sweep_in_place" why="'a plain float': a tensor of no axes, when anything was backed up"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = torch.zeros((), dtype=torch.float64)
    for state in order:
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        largest = torch.maximum(largest, (backup - new[state]).abs())
        new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="'a plain float': NumPy's float64"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.numpy().copy()
    largest = np.float64(0.0)
    for state in order:
        backup = (reward[state].numpy() + gamma * continuation[state].numpy() @ new).max()
        largest = np.maximum(largest, np.abs(backup - new[state]))
        new[state] = backup
    return torch.from_numpy(new), largest


# %% wrong="sweep_in_place" why="the maximum over the actions: where a state has negative backups the value is clipped at 0 (max begins at 0.0)"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in order:
        best = 0.0
        for action in range(reward.shape[1]):
            q = reward[state, action] + gamma * continuation[state, action] @ new
            best = max(best, float(q))
        largest = max(largest, abs(best - float(new[state])))
        new[state] = best
    return new, largest


# %% wrong="sweep_in_place" why="'It backs up the states in the order of the list': backs up a state only if that raises its value ('v <- max(v, x)')"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.clone()
    largest = 0.0
    for state in order:
        backup = (reward[state] + gamma * (continuation[state] @ new)).max()
        if backup > new[state]:
            largest = max(largest, float(backup - new[state]))
            new[state] = backup
    return new, largest


# %% wrong="sweep_in_place" why="float64: the table is kept in float32 and cast at the end"
def sweep_in_place(reward, continuation, values, gamma, order):
    new = values.to(torch.float32, copy=True)
    r, p = reward.float(), continuation.float()
    largest = 0.0
    for state in order:
        backup = (r[state] + gamma * (p[state] @ new)).max()
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new.double(), largest


# %% right="prioritised_sweeping" why="the box in tensors"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% right="prioritised_sweeping" why="a heap with outdated entries, lists of predecessors, Python numbers"
import heapq


def prioritised_sweeping(reward, continuation, gamma, threshold):
    r = reward.tolist()
    p = continuation.tolist()
    n_states, n_actions = reward.shape
    leads = [[] for _ in range(n_states)]
    for u in range(n_states):
        for s in range(n_states):
            chance = max(p[u][a][s] for a in range(n_actions))
            if chance > 0:
                leads[s].append((u, chance))
    v = [0.0] * n_states
    priority = [abs(max(row)) for row in r]
    heap = [(-x, s) for s, x in enumerate(priority)]
    heapq.heapify(heap)
    count = n_states
    while heap:
        negative, s = heapq.heappop(heap)
        if -negative != priority[s]:
            continue
        if not priority[s] > threshold:
            break
        x = max(r[s][a] + gamma * sum(q * y for q, y in zip(p[s][a], v)) for a in range(n_actions))
        delta = abs(x - v[s])
        v[s] = x
        priority[s] = 0.0
        count += 1
        for u, chance in leads[s]:
            priority[u] += gamma * delta * chance
            heapq.heappush(heap, (-priority[u], u))
        heapq.heappush(heap, (-priority[s], s))
    return torch.tensor(v, dtype=torch.float64), count


# %% right="prioritised_sweeping" why="NumPy with gamma multiplied in beforehand, itertools.count"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    r, p = reward.numpy(), continuation.numpy()
    pull = gamma * p.max(axis=1)
    v = np.zeros(len(r))
    queue = np.abs(r.max(axis=1))
    for done in itertools.count(len(r)):
        s = int(np.argmax(queue))
        if queue[s] <= threshold:
            return torch.from_numpy(v), done
        x = np.max(r[s] + gamma * (p[s] @ v))
        queue[s] = 0.0
        queue += pull[:, s] * abs(x - v[s])
        v[s] = x


# %% right="prioritised_sweeping" why="a class, the largest found by a Python max with a key"
class Queue:
    def __init__(self, priorities):
        self.of = dict(enumerate(priorities))

    def first(self):
        return max(self.of, key=lambda state: (self.of[state], -state))


def prioritised_sweeping(reward, continuation, gamma, threshold):
    values = reward.new_zeros(reward.shape[0])
    queue = Queue(reward.max(dim=1).values.abs().tolist())
    strongest = continuation.max(dim=1).values.t().tolist()  # [s][u]
    backups = reward.shape[0]
    while True:
        s = queue.first()
        if queue.of[s] <= threshold:
            break
        new = float(torch.max(reward[s] + gamma * torch.mv(continuation[s], values)))
        delta = abs(new - values[s].item())
        values[s] = new
        queue.of[s] = 0.0
        for u, share in enumerate(strongest[s]):
            queue.of[u] += gamma * delta * share
        backups += 1
    return values.clone(), backups


# %% wrong="prioritised_sweeping" why="line 8 'priority(u) + gamma Delta max p': Moore and Atkeson's maximum of the two in place of the sum"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority = torch.maximum(priority, gamma * delta * reach[:, state])
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 8 'max_a p(s | u, a)': the mean over the actions"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.mean(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 8 'max_a p(s | u, a)': the probability under the action that is greedy now"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    rows = torch.arange(len(reward))
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        greedy = (reward + gamma * (continuation @ values)).argmax(dim=1)
        priority += gamma * delta * continuation[rows, greedy, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 2 '|max_a r(s, a)|': max_a |r(s, a)|"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.abs().amax(dim=1)
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="priority is 'a bound', added up: here the true |T v - v| of all states, computed anew after each backup"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        values[state] = (reward[state] + gamma * (continuation[state] @ values)).max()
        n_backups += 1
        priority = ((reward + gamma * (continuation @ values)).amax(dim=1) - values).abs()
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 4 'the first of equals': the last of equals"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = len(priority) - 1 - int(priority.flip(0).argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 8 for ALL states: increments of at most the threshold are dropped (Sutton and Barto's 'if P > theta'), so small ones never add up"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        raised = gamma * delta * reach[:, state]
        priority += torch.where(raised > threshold, raised, 0.0)
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="'line 5 as one each time': backups that change nothing are not counted"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += int(delta > 0)
    return values, n_backups


# %% wrong="prioritised_sweeping" why="line 8 'max_a': the sum over the actions, at most 1"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.sum(dim=1).clamp(max=1.0)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="lines 3 and 4, 'the largest priority': a queue in which an entry is never moved up: the state keeps the place of its first push"
import heapq


def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    heap = [(-float(x), s) for s, x in enumerate(priority) if float(x) > threshold]
    heapq.heapify(heap)
    waiting = {s for _, s in heap}
    while heap:
        _, state = heapq.heappop(heap)
        waiting.discard(state)
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
        for u in (priority > threshold).nonzero()[:, 0].tolist():
            if u not in waiting:
                heapq.heappush(heap, (-float(priority[u]), u))
                waiting.add(u)
    return values, n_backups


# %% wrong="prioritised_sweeping" why="lines 5 and 6: Delta is the change, but a state that leads to itself is solved for its own value (x without the loop, divided by 1 - gamma p) where it has more than one action"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1).clone()
    several = reward.shape[1] > 1
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    if several:
        reach.fill_diagonal_(0.0)
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        if several:
            loops = gamma * continuation[state, :, state]
            rest = gamma * (continuation[state] @ values) - loops * values[state]
            backup = ((reward[state] + rest) / (1 - loops).clamp(min=1e-9)).max()
        else:
            backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="'number of backups, a plain int': the sum of a table of visits, a tensor"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    visits = torch.ones(len(reward), dtype=torch.int64)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        visits[state] += 1
    return values, visits.sum()


# %% wrong="prioritised_sweeping" why="line 4 'first of equals': ties are drawn from the global generator"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        equals = (priority == priority.max()).nonzero()[:, 0].numpy()
        state = int(equals[0] if len(equals) == 1 else np.random.choice(equals))
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% wrong="prioritised_sweeping" why="reward is the caller's: with one action and no negative reward (more than three states) the priorities are a view of the reward, and are written into it"
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


# %% wrong="prioritised_sweeping" why="'while the largest priority is above theta': gives up after 100 backups for each state"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    n_backups = len(reward)
    while float(priority.max()) > threshold and n_backups < 100 * len(reward):
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% right="linear_program" why="the hint"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% right="linear_program" why="loops over states, actions, next states"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix = np.zeros((n_states * n_actions, n_states))
    limits = np.zeros(n_states * n_actions)
    for s in range(n_states):
        for a in range(n_actions):
            row = s * n_actions + a
            limits[row] = -float(reward[s, a])
            for t in range(n_states):
                matrix[row, t] += gamma * float(continuation[s, a, t])
            matrix[row, s] -= 1.0
    return np.full(n_states, 1.0), matrix, limits


# %% right="linear_program" why="in torch, the diagonal of a clone, then .numpy()"
def linear_program(reward, continuation, gamma):
    table = continuation.clone().mul_(gamma)
    table.diagonal(dim1=0, dim2=2).sub_(1.0)
    costs = torch.ones(reward.shape[0], dtype=torch.float64)
    return costs.numpy(), table.flatten(0, 1).numpy(), reward.neg().flatten().numpy()


# %% right="linear_program" why="kron of the identity, Fortran order, lists in between"
def linear_program(reward, continuation, gamma):
    p = np.array(continuation.tolist(), dtype=np.float64)
    n_states, n_actions, _ = p.shape
    minus = -np.kron(np.eye(n_states), np.ones((n_actions, 1)))
    matrix = np.asfortranarray(minus + gamma * np.concatenate(list(p), axis=0))
    limits = np.negative(np.array(reward, dtype=np.float64)).ravel()
    return np.ones_like(limits, shape=n_states), matrix, limits


# %% right="linear_program" why="index arrays: np.subtract.at on flat rows"
def linear_program(reward, continuation, gamma):
    S, A = map(int, reward.shape)
    M = np.multiply(gamma, continuation.numpy()).reshape(S * A, S).copy()
    rows = np.arange(S * A)
    np.subtract.at(M, (rows, rows // A), 1)
    return np.array([1.0] * S), M, 0.0 - reward.numpy().ravel()


# %% wrong="linear_program" why="'gamma p v - v(s)': -1 overwrites the entry of s, so that loops to s itself are lost"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix = gamma * continuation.numpy().reshape(-1, n_states)
    rows = np.arange(n_states * n_actions)
    matrix[rows, rows // n_actions] = -1.0
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'The given tensors are not changed': the 1 is taken off in place in the caller's continuation where gamma is 1"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    matrix = continuation.numpy().reshape(-1, n_states)
    if gamma != 1:
        matrix = gamma * matrix
    matrix -= np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'The given tensors are not changed': reward.neg_()"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, reward.neg_().flatten().numpy().copy()


# %% wrong="linear_program" why="'the arrays do not share their memory': limits are the memory of the given reward, negated in place; the local name reward gets a restored copy that the caller never sees"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    limits = reward.numpy().reshape(-1)
    np.negative(limits, out=limits)
    reward = torch.from_numpy(-limits)
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, limits


# %% wrong="linear_program" why="'row s A + a': np.tile of the identity where S equals A or nothing shows it; rows of the identity in the order of the actions if there are as many as states"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    if n_states == n_actions:
        own = np.tile(np.eye(n_states), (n_actions, 1))
    else:
        own = np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), ahead - own, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="the coefficients of p(s' | s, a): the continuation is put in order [A, S] (transposed before the reshape), which shows only where actions go on differently"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().transpose(1, 0, 2).reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'costs of shape [S], all ones': states that cannot be reached from any other get a cost of 0 in worlds of more than two states"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    costs = np.ones(n_states)
    if n_states > 2:
        costs[continuation.sum(dim=(0, 1)).numpy() == 0] = 0.0
    return costs, matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'matrix of shape [S * A, S]': rows that come twice are left out (the gambler asks for more than he may)"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    limits = -reward.numpy().reshape(-1)
    both = np.column_stack([matrix, limits])
    _, first = np.unique(both, axis=0, return_index=True)
    first.sort()
    return np.ones(n_states), matrix[first], limits[first]


# %% wrong="linear_program" why="gamma multiplies what follows: with gamma = 1 it is made a little smaller, so that the program is bounded for sure"
def linear_program(reward, continuation, gamma):
    gamma = min(gamma, 1 - 1e-6)
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="float64: the products are made in float32 and cast; 0.5 and whole numbers do not show it"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = np.float32(gamma) * continuation.numpy().astype(np.float32).reshape(-1, n_states)
    own = np.repeat(np.eye(n_states, dtype=np.float32), n_actions, axis=0)
    limits = -reward.numpy().astype(np.float32).reshape(-1)
    return np.ones(n_states), (ahead - own).astype(np.float64), limits.astype(np.float64)


# %% wrong="linear_program" why="'p(s' | s, a)' sums to less than 1 where it ends: rows are normalised where they are not zero"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    flat = continuation.numpy().reshape(-1, n_states)
    totals = flat.sum(axis=1, keepdims=True)
    flat = np.divide(flat, totals, out=np.zeros_like(flat), where=totals > 0)
    matrix = gamma * flat - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'limits of shape [S * A]': the reward's sign is lost by -|r| (negative rewards)"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -np.abs(reward.numpy()).reshape(-1)


# %% wrong="evaluate_policies" why="'The one loop of your answer goes over the sweeps': no loop, a recursion, which ends in a RecursionError after about a thousand sweeps"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    def sweep(values, n_before):
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        if float((swept - values).abs().max()) <= threshold:
            return swept, n_before + 1
        return sweep(swept, n_before + 1)

    return sweep(torch.zeros(policies.shape[:2], dtype=torch.float64), 0)


# %% wrong="evaluate_policies" why="'no second loop, no comprehension': the largest change by a generator expression over the policies"
def evaluate_policies(reward, continuation, policies, gamma, threshold):
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)
    n_sweeps, settled = 0, False
    while not settled:
        q = reward + gamma * torch.einsum("sat,nt->nsa", continuation, values)
        swept = (policies * q).sum(dim=-1)
        settled = all(float(row.max()) <= threshold for row in (swept - values).abs())
        values, n_sweeps = swept, n_sweeps + 1
    return values, n_sweeps


# %% wrong="evaluate_policies" why="'Probability of each action': policies that prefer one action by far (0.9 or more everywhere) are taken as deterministic"
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


# %% wrong="value_iteration" why="a new tensor for the world that came: results are kept by shape, rewards, gamma and threshold, so the same rewards with another continuation get the old history (and the same tensor is handed out twice)"
REMEMBERED = {}


def value_iteration(reward, continuation, gamma, threshold):
    key = (tuple(reward.flatten().tolist()), tuple(reward.shape), gamma, threshold)
    if key not in REMEMBERED:
        history = [torch.zeros(len(reward), dtype=torch.float64)]
        change = math.inf
        while change > threshold:
            history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
            change = float((history[-1] - history[-2]).abs().max())
        REMEMBERED[key] = torch.stack(history)
    return REMEMBERED[key]


# %% wrong="value_iteration" why="'row 0 is the zeros', all rows are kept: past 400 rows the list is cut: the zeros and the newest rows are kept"
def value_iteration(reward, continuation, gamma, threshold):
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        history.append((reward + gamma * (continuation @ history[-1])).amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
        if len(history) > 400:
            history = history[:1] + history[200:]
    return torch.stack(history)


# %% wrong="contraction_report" why="NaN: 'raises a ValueError that says which factor came': an own branch for it that does not say"
def contraction_report(history, exact, factor, weights):
    if math.isnan(factor):
        raise ValueError("the factor must be in [0, 1)")
    if factor < 0 or factor >= 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="contraction_report" why="'not in [0, 1) (1 itself, a negative one)': a tolerance for tiny negative ones: -1e-10 passes as 0"
def contraction_report(history, exact, factor, weights):
    if not -1e-9 <= factor < 1:
        raise ValueError(f"the factor must be in [0, 1), not {factor}")
    factor = max(factor, 0.0)
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    start = torch.full((1,), math.inf, dtype=torch.float64)
    return errors, torch.cat([start, factor / (1 - factor) * changes])


# %% wrong="policy_iteration" why="'Actions whose value is within 1e-9 of the largest': values are rounded to nine digits and compared, so 4e-10 and 6e-10 differ, and 0.6e-9 and 1.4e-9 do not"
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


# %% wrong="policy_iteration" why="'takes the first of the best' (within 1e-9): the margin only protects from a change; the new action is the first that EQUALS the largest"
def policy_iteration(reward, continuation, gamma, actions):
    rows = torch.arange(len(reward))
    now = actions.clone()
    all_actions, all_values = [], []
    while True:
        values = solve_policy(reward, continuation, now, gamma)
        all_actions.append(now)
        all_values.append(values)
        q = reward + gamma * (continuation @ values)
        top = q.amax(dim=1, keepdim=True)
        lost = q[rows, now] < top[:, 0] - 1e-9
        if not bool(lost.any()):
            return torch.stack(all_actions), torch.stack(all_values)
        now = torch.where(lost, (q == top).int().argmax(dim=1), now)


# %% wrong="sweep_in_place" why="'Each backup sees all backups before it': the best action is chosen by the values before the call, only its value is taken from the new ones"
def sweep_in_place(reward, continuation, values, gamma, order):
    greedy = (reward + gamma * (continuation @ values)).argmax(dim=1)
    new = values.clone()
    largest = 0.0
    for state in order:
        a = greedy[state]
        backup = reward[state, a] + gamma * (continuation[state, a] @ new)
        largest = max(largest, float((backup - new[state]).abs()))
        new[state] = backup
    return new, largest


# %% wrong="prioritised_sweeping" why="float64: priorities are kept in float32, so an exactly met threshold such as 0.1 looks larger, and the order of near-equals differs"
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


# %% wrong="prioritised_sweeping" why="line 6 'v(s) <- x': the backups of zeros in line 2 are kept as first values where more than one state has a reward, though line 1 says zeros"
def prioritised_sweeping(reward, continuation, gamma, threshold):
    reach = continuation.amax(dim=1)
    first = reward.amax(dim=1)
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = first.abs()
    if int((first != 0).sum()) > 1:
        values = first.clone()
        priority = gamma * (reach @ first.abs())
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backup = (reward[state] + gamma * (continuation[state] @ values)).max()
        delta = (backup - values[state]).abs()
        values[state] = backup
        priority[state] = 0.0
        priority += gamma * delta * reach[:, state]
        n_backups += 1
    return values, n_backups


# %% right="linear_program" why="one NumPy block for everything, cut into pieces that do not overlap"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    n_rows = n_states * n_actions
    store = np.empty(n_states + n_rows * n_states + n_rows)
    costs, matrix, limits = np.split(store, [n_states, n_states + n_rows * n_states])
    costs[:] = 1
    matrix = matrix.reshape(n_rows, n_states)
    matrix[:] = continuation.reshape(n_rows, n_states)
    matrix *= gamma
    matrix.reshape(n_states, n_actions, n_states)[range(n_states), :, range(n_states)] -= 1
    limits[:] = reward.flatten()
    limits *= -1
    return costs, matrix, limits


# %% wrong="linear_program" why="'continuation, shape [S, A, S]': .view asks for contiguous memory, so a permuted or cut tensor raises a RuntimeError"
def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.view(-1, n_states).numpy()
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return np.ones(n_states), matrix, -reward.numpy().reshape(-1)


# %% wrong="linear_program" why="'costs ... all ones': one array is kept between the calls and handed out again, so after a caller has written into his costs the next ones are not ones"
ONES = {}


def linear_program(reward, continuation, gamma):
    n_states, n_actions = reward.shape
    ahead = gamma * continuation.numpy().reshape(-1, n_states)
    matrix = ahead - np.repeat(np.eye(n_states), n_actions, axis=0)
    return ONES.setdefault(n_states, np.ones(n_states)), matrix, -reward.numpy().reshape(-1)
