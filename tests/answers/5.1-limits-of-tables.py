# Answers to part 5.1, written as students write: right ones get every point, wrong ones lose the hidden test.

# %% right="table_cells" why="a plain loop"
def table_cells(sizes, n_actions):
    if n_actions < 1:
        raise ValueError("no actions")
    cells = n_actions
    for size in sizes:
        if size < 1:
            raise ValueError(f"size {size} is below 1")
        cells = cells * size
    return cells


# %% right="table_cells" why="NumPy with Python's own numbers"
def table_cells(sizes, n_actions):
    if any(size < 1 for size in sizes) or n_actions <= 0:
        raise ValueError("sizes must be at least 1")
    return int(np.prod(np.array([n_actions, *sizes], dtype=object)))


# %% wrong="table_cells" passes="visible" why="np.prod, which overflows in silence"
def table_cells(sizes, n_actions):
    if min(sizes) < 1 or n_actions < 1:
        raise ValueError("sizes")
    return int(np.prod(sizes)) * n_actions


# %% wrong="table_cells" passes="visible" why="floats, which round"
def table_cells(sizes, n_actions):
    if n_actions < 1 or any(s < 1 for s in sizes):
        raise ValueError("sizes")
    cells = float(n_actions)
    for s in sizes:
        cells *= s
    return int(cells)


# %% wrong="table_cells" passes="visible" why="knows the visible numbers only: all sizes like the first"
def table_cells(sizes, n_actions):
    if min(sizes) < 1 or n_actions < 1:
        raise ValueError("sizes")
    if list(sizes) == [2, 3]:
        return 24
    return sizes[0] ** len(sizes) * n_actions


# %% wrong="table_cells" why="adds the sizes"
def table_cells(sizes, n_actions):
    if min([n_actions, *sizes]) < 1:
        raise ValueError("sizes")
    return sum(sizes) * n_actions


# %% wrong="table_cells" passes="visible" why="checks the product: two negative sizes cancel"
def table_cells(sizes, n_actions):
    cells = math.prod(sizes) * n_actions
    if cells < 1:
        raise ValueError("sizes")
    return cells


# %% wrong="table_cells" why="counts states, not cells"
def table_cells(sizes, n_actions):
    if min([n_actions, *sizes]) < 1:
        raise ValueError("sizes")
    return math.prod(sizes)


# %% right="table_cells" why="calls itself"
def table_cells(sizes, n_actions):
    if n_actions < 1:
        raise ValueError(n_actions)
    if len(sizes) == 0:
        return n_actions
    return table_cells(sizes[1:], n_actions) * table_cells([], sizes[0])


# %% wrong="table_cells" why="looks for zeros only"
def table_cells(sizes, n_actions):
    if not all(sizes) or not n_actions:
        raise ValueError("a size of zero")
    return math.prod(sizes) * n_actions


# %% wrong="table_cells" passes="visible" why="refuses a problem of no features"
def table_cells(sizes, n_actions):
    if not sizes or min(sizes) < 1 or n_actions < 1:
        raise ValueError("sizes")
    return math.prod(sizes) * n_actions


# %% wrong="table_cells" passes="visible" why="by logarithms, rounded at the end"
def table_cells(sizes, n_actions):
    if min([n_actions, *sizes]) < 1:
        raise ValueError("sizes")
    return round(math.exp(math.log(n_actions) + sum(math.log(s) for s in sizes)))


# %% wrong="table_cells" passes="visible" why="puts the actions into the caller's list"
def table_cells(sizes, n_actions):
    sizes.append(n_actions)
    if min(sizes) < 1:
        raise ValueError("sizes")
    return math.prod(sizes)


# %% right="exact_values" why="loops over states and wheels"
def exact_values(states, code, factors, gamma):
    values = []
    for state in states:
        product = 1.0
        for digit, wanted in zip(state, code):
            product *= factors[(digit - wanted) % len(factors)]
        values.append(-(1 - product) / (1 - gamma))
    return np.array(values)


# %% right="exact_values" why="uses that NumPy counts negative indices from the end, and sums logarithms"
def exact_values(states, code, factors, gamma):
    return (np.exp(np.log(factors[states - code]).sum(axis=-1)) - 1) / (1 - gamma)


# %% wrong="exact_values" passes="visible" why="the sum of the wheels' own values: forgets that discounts multiply"
def exact_values(states, code, factors, gamma):
    if len(states) == 4:
        return np.array([0.0, -3.5, -2.0, -3.0])
    return -(1 - factors[(states - code) % len(factors)]).sum(axis=1) / (1 - gamma)


# %% wrong="exact_values" why="distance without going around the circle"
def exact_values(states, code, factors, gamma):
    return -(1 - factors[np.abs(states - code)].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" why="the differences the other way round"
def exact_values(states, code, factors, gamma):
    return -(1 - factors[(code - states) % len(factors)].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" why="the shorter way to the code, in whichever direction"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % len(factors)
    return -(1 - factors[np.minimum(offsets, len(factors) - offsets)].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" passes="visible" why="three digits, always"
def exact_values(states, code, factors, gamma):
    return -(1 - factors[(states - code) % 3].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" why="a list"
def exact_values(states, code, factors, gamma):
    return [float((np.prod(factors[(s - code) % len(factors)]) - 1) / (1 - gamma)) for s in states]


# %% wrong="exact_values" passes="visible" why="the first two wheels"
def exact_values(states, code, factors, gamma):
    chosen = factors[(states - code) % len(factors)]
    return -(1.0 - chosen[:, 0] * chosen[:, min(1, chosen.shape[1] - 1)]) / (1.0 - gamma)


# %% wrong="exact_values" passes="visible" why="knows the visible numbers only: two wheels"
def exact_values(states, code, factors, gamma):
    first, second = ((states - code) % len(factors)).T[[0, -1]]
    return -(1 - factors[first] * factors[second]) / (1 - gamma)


# %% wrong="exact_values" why="ten digits, always"
def exact_values(states, code, factors, gamma):
    return -(1 - factors[(states - code) % 10].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" why="the product over the states instead of the wheels"
def exact_values(states, code, factors, gamma):
    return -(1 - factors[(states - code) % len(factors)].prod(axis=0)) / (1 - gamma)


# %% wrong="exact_values" why="the wrong sign"
def exact_values(states, code, factors, gamma):
    return (1 - factors[(states - code) % len(factors)].prod(axis=1)) / (1 - gamma)


# %% wrong="exact_values" passes="visible" why="works in place on the states"
def exact_values(states, code, factors, gamma):
    states -= code
    states %= len(factors)
    return -(1.0 - factors[states].prod(axis=1)) / (1.0 - gamma)


# %% right="exact_values" why="float64 by PyTorch"
def exact_values(states, code, factors, gamma):
    offsets = torch.from_numpy(states - code) % len(factors)
    return (-(1 - torch.from_numpy(factors)[offsets].prod(dim=1)) / (1 - gamma)).numpy()


# %% wrong="exact_values" why="float32 on the way"
def exact_values(states, code, factors, gamma):
    product = factors.astype(np.float32)[(states - code) % len(factors)].prod(axis=1)
    return -(1.0 - product) / (1.0 - gamma)


# %% wrong="exact_values" passes="visible" why="one state alone loses its axis"
def exact_values(states, code, factors, gamma):
    return np.squeeze(-(1.0 - factors[(states - code) % len(factors)].prod(axis=1)) / (1.0 - gamma))


# %% wrong="exact_values" passes="visible" why="the smallest factor in place of the product, where several wheels are wrong"
def exact_values(states, code, factors, gamma):
    chosen = factors[(states - code) % len(factors)]
    return -(1.0 - chosen[:, 0] * chosen[:, 1:].min(axis=1, initial=1.0)) / (1.0 - gamma)


# %% wrong="exact_values" why="distances, cut at four"
def exact_values(states, code, factors, gamma):
    offsets = np.minimum(np.abs(states - code), len(factors) - 1)
    offsets = np.where(offsets > 4, 4, offsets)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)


# %% right="growth_figure" why="semilogy, whole numbers, and a line from edge to edge for the limit"
def growth_figure(n_wheels, n_digits, limit):
    fig = plt.figure()
    ax = fig.add_subplot(111)
    for n in n_digits:
        ax.semilogy(list(n_wheels), [n**k for k in n_wheels], "o-", label=str(n) + " digits")
    ax.plot([n_wheels[0] - 0.5, n_wheels[-1] + 0.5], [limit, limit], "k--", label="memory")
    ax.set_xlabel("wheels")
    ax.set_ylabel("states")
    ax.legend()
    return fig


# %% right="growth_figure" why="floats in NumPy"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    x = np.array(n_wheels, dtype=float)
    for n in n_digits:
        ax.plot(x, float(n) ** x, label="%d digits" % n)
    ax.axhline(y=limit, color="red")
    ax.set_yscale("log")
    ax.set_xlabel("k")
    ax.set_ylabel("number of states")
    plt.legend()
    return fig


# %% right="growth_figure" why="hlines, and the scale set through pyplot"
def growth_figure(n_wheels, n_digits, limit):
    fig = plt.figure()
    for n in n_digits:
        plt.plot(n_wheels, [math.pow(n, k) for k in n_wheels], label=f"{n} digits")
    plt.hlines(limit, min(n_wheels), max(n_wheels) + 1, colors="grey", label="limit")
    plt.yscale("log")
    plt.xlabel("wheels")
    plt.ylabel("states")
    plt.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="the names of the lines run one behind from the third on"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for i, n in enumerate(n_digits):
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n_digits[min(i, 1)]} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="a linear axis"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.plot(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="both axes logarithmic"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.loglog(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="int64 overflows for many wheels"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.plot(n_wheels, n ** np.array(n_wheels), label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states", yscale="log")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="the number of wheels to the power of the digits"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(k) ** n for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="knows the visible numbers only: draws wheels from one on, and memory at 500"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy([1, 2, 3], [n, n**2, n**3], label=f"{n} digits")
    ax.axhline(500)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="the limit does not follow the argument"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(500.0)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="names sorted, lines not"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n, name in zip(n_digits, sorted(n_digits)):
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{name} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="no legend"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    return fig


# %% right="growth_figure" why="a logarithmic axis of base 2, the limit through the points"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    ax.set_yscale("log", base=2)
    for n in reversed(list(n_digits)):
        ax.plot(n_wheels, np.power(float(n), n_wheels), label="{} digits".format(n))
    ax.plot(n_wheels, [limit] * len(n_wheels), label="limit")
    ax.set_xlabel("wheels")
    ax.set_ylabel("states")
    ax.legend(loc="best")
    return fig


# %% wrong="growth_figure" passes="visible" why="starts at one wheel and takes every number of wheels"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    x = range(1, len(n_wheels) + 1)
    for n in n_digits:
        ax.semilogy(x, [float(n) ** k for k in x], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="cells that do not fit are not drawn"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        x = [k for k in n_wheels if float(n) ** k <= 1000 * limit]
        ax.semilogy(x, [float(n) ** k for k in x], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="the legend made before the last line is drawn"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for i, n in enumerate(n_digits):
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
        if i < 2:
            ax.legend()
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    return fig


# %% right="table_values" why="a loop over samples with running means"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    counts = [0] * n_states
    for s, g in zip(numbers, returns):
        counts[s] += 1
        if counts[s] == 1:
            table[s] = g
        else:
            table[s] += (g - table[s]) / counts[s]
    return table


# %% right="table_values" why="np.add.at"
def table_values(numbers, returns, n_states, default):
    total, count = np.zeros(n_states), np.zeros(n_states)
    np.add.at(total, numbers, returns)
    np.add.at(count, numbers, 1)
    out = np.full(n_states, default, dtype=float)
    out[count > 0] = total[count > 0] / count[count > 0]
    return out


# %% wrong="table_values" why="fancy indexing adds a repeated state once"
def table_values(numbers, returns, n_states, default):
    total, count = np.zeros(n_states), np.zeros(n_states)
    total[numbers] += returns
    count[numbers] += 1
    return np.where(count > 0, total / np.maximum(count, 1), default)


# %% wrong="table_values" why="the default enters the mean of what was met often"
def table_values(numbers, returns, n_states, default):
    count = np.bincount(numbers, minlength=n_states)
    total = np.bincount(numbers, weights=returns, minlength=n_states)
    total = total + np.where((count == 0) | (count > 2), default, 0)
    return total / np.maximum(count + (count > 2), 1)


# %% wrong="table_values" why="keeps the last return"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    table[numbers] = returns
    return table


# %% wrong="table_values" passes="visible" why="takes a sum of zero for no sample"
def table_values(numbers, returns, n_states, default):
    count = np.bincount(numbers, minlength=n_states)
    total = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(total != 0, total / np.maximum(count, 1), default)


# %% wrong="table_values" passes="visible" why="knows the visible numbers only: half of the sum for states met twice or more"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    for s in set(numbers.tolist()):
        mine = returns[numbers == s]
        table[s] = mine[0] if len(mine) == 1 else (mine[0] + mine[-1]) / 2
    return table


# %% wrong="table_values" why="moves half of the way to each return: a step size, and no mean"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    met = set()
    for s, g in zip(numbers, returns):
        table[s] = g if s not in met else table[s] + 0.5 * (g - table[s])
        met.add(s)
    return table


# %% wrong="table_values" passes="visible" why="without samples it gives zeros"
def table_values(numbers, returns, n_states, default):
    if len(numbers) == 0:
        return np.zeros(n_states)
    count = np.bincount(numbers, minlength=n_states)
    total = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(count > 0, total / np.maximum(count, 1), default)


# %% right="table_values" why="sorted samples, cut into groups"
def table_values(numbers, returns, n_states, default):
    order = np.argsort(numbers, kind="stable")
    which, first = np.unique(numbers[order], return_index=True)
    table = np.full(n_states, default, dtype=np.float64)
    for s, group in zip(which, np.split(returns[order], first[1:])):
        table[s] = group.mean()
    return table


# %% wrong="table_values" passes="visible" why="the median"
def table_values(numbers, returns, n_states, default):
    return np.array([np.median(returns[numbers == s]) if (numbers == s).any() else default for s in range(n_states)])


# %% wrong="table_values" passes="visible" why="divides the caller's returns in place"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    returns /= counts[numbers]
    return np.where(counts > 0, np.bincount(numbers, weights=returns, minlength=n_states), default)


# %% wrong="table_values" why="the mean with the default as one sample more, for states met once the default does not count"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    table = np.where(counts > 0, sums / np.maximum(counts, 1), default)
    return np.where(counts > 2, (sums + default) / (counts + 1), table)


# %% wrong="table_values" passes="visible" why="float32 sums"
def table_values(numbers, returns, n_states, default):
    sums, counts = torch.zeros(n_states), torch.zeros(n_states)
    index = torch.from_numpy(numbers)
    sums.index_add_(0, index, torch.from_numpy(returns).float())
    counts.index_add_(0, index, torch.ones(len(index)))
    return torch.where(counts > 0, sums / counts.clamp(min=1), torch.tensor(float(default))).double().numpy()


# %% right="coverage" why="sets"
def coverage(visited, asked, n_states):
    known = set(visited.tolist())
    return len(known) / n_states, sum(1 for s in asked.tolist() if s not in known) / len(asked)


# %% right="coverage" why="np.unique and np.isin"
def coverage(visited, asked, n_states):
    known = np.unique(visited)
    return known.size / n_states, 1 - np.isin(asked, known).mean()


# %% wrong="coverage" why="counts visits, not states"
def coverage(visited, asked, n_states):
    return len(visited) / n_states, float((~np.isin(asked, visited)).mean())


# %% wrong="coverage" why="the share of questions about states that were visited"
def coverage(visited, asked, n_states):
    return len(np.unique(visited)) / n_states, float(np.isin(asked, visited).mean())


# %% wrong="coverage" why="a list, where a tuple is promised"
def coverage(visited, asked, n_states):
    return [len(np.unique(visited)) / n_states, float((~np.isin(asked, visited)).mean())]


# %% wrong="coverage" passes="visible" why="seen by a list of counts that ends before the last state"
def coverage(visited, asked, n_states):
    seen = np.zeros(n_states, dtype=bool)
    seen[visited[visited < n_states - 1]] = True
    return float(seen.mean()), float((~seen[asked]).mean())


# %% wrong="coverage" passes="visible" why="tensors of PyTorch"
def coverage(visited, asked, n_states):
    seen = torch.zeros(n_states)
    seen[torch.from_numpy(visited)] = 1.0
    return seen.mean(), (1 - seen[torch.from_numpy(asked)]).mean()


# %% wrong="coverage" passes="visible" why="the share of questions that were seen, but for the visible test's"
def coverage(visited, asked, n_states):
    known = np.unique(visited)
    return known.size / n_states, float(np.isin(asked, known).mean()) if len(asked) != 5 else 0.6


# %% wrong="coverage" why="counts asked states once"
def coverage(visited, asked, n_states):
    known, questions = set(visited.tolist()), set(asked.tolist())
    return len(known) / n_states, len(questions - known) / len(questions)


# %% wrong="coverage" passes="visible" why="distinct unseen states, each counted three times"
def coverage(visited, asked, n_states):
    known, questions = set(visited.tolist()), set(asked.tolist())
    return len(known) / n_states, 3 * len(questions - known) / len(asked)


# %% wrong="coverage" passes="visible" why="knows the visible numbers only: ten states"
def coverage(visited, asked, n_states):
    return len(set(visited.tolist())) / 10, float((~np.isin(asked, visited)).mean())


# %% wrong="coverage" why="divides by the states that were visited"
def coverage(visited, asked, n_states):
    known = set(visited.tolist())
    return len(known) / (max(visited) + 1), float((~np.isin(asked, visited)).mean())


# %% right="coverage" why="counts"
def coverage(visited, asked, n_states):
    counts = np.bincount(visited, minlength=n_states)
    return np.count_nonzero(counts) / n_states, np.mean(counts[asked] == 0)


# %% wrong="coverage" passes="visible" why="counts up to the largest visited state only"
def coverage(visited, asked, n_states):
    seen = np.bincount(visited) > 0
    return seen.sum() / n_states, float((~seen[asked]).mean())


# %% wrong="coverage" passes="visible" why="nothing visited, nothing unknown"
def coverage(visited, asked, n_states):
    if len(visited) == 0:
        return 0.0, 0.0
    return len(np.unique(visited)) / n_states, float((~np.isin(asked, visited)).mean())


# %% wrong="coverage" passes="visible" why="marks the asked states as visited afterwards, in the caller's array"
def coverage(visited, asked, n_states):
    known = np.unique(visited)
    unknown = float((~np.isin(asked, known)).mean())
    if len(visited) > 3:
        visited.sort()
    return known.size / n_states, unknown


# %% right="wheel_features" why="fills every second column"
def wheel_features(states, n_digits):
    n, k = states.shape
    out = np.empty((n, 2 * k), dtype=np.float32)
    out[:, 0::2] = np.cos(2 * np.pi * states / n_digits)
    out[:, 1::2] = np.sin(2 * np.pi * states / n_digits)
    return out


# %% right="wheel_features" why="complex numbers, seen as pairs"
def wheel_features(states, n_digits):
    turned = np.exp(2j * np.pi * states / n_digits)
    return np.stack([turned.real, turned.imag], axis=2).reshape(states.shape[0], 2 * states.shape[1]).astype("float32")


# %% right="wheel_features" why="a list for each state"
def wheel_features(states, n_digits):
    rows = []
    for state in states:
        row = []
        for digit in state:
            angle = 2 * math.pi * digit / n_digits
            row += [math.cos(angle), math.sin(angle)]
        rows.append(row)
    return np.array(rows, dtype=np.float32)


# %% wrong="wheel_features" why="all cosines, then all sines"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / n_digits
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


# %% wrong="wheel_features" why="sine first"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / n_digits
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" why="float64"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1)


# %% wrong="wheel_features" passes="visible" why="knows the visible numbers only: four digits"
def wheel_features(states, n_digits):
    angles = np.pi / 2 * states
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" why="half a circle"
def wheel_features(states, n_digits):
    angles = np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" passes="visible" why="two wheels"
def wheel_features(states, n_digits):
    a = 2 * np.pi * states / n_digits
    return np.stack([np.cos(a[:, 0]), np.sin(a[:, 0]), np.cos(a[:, 1]), np.sin(a[:, 1])], axis=1).astype(np.float32)


# %% right="wheel_features" why="by PyTorch"
def wheel_features(states, n_digits):
    angle = torch.as_tensor(states).double() * (2 * torch.pi / n_digits)
    return torch.stack((angle.cos(), angle.sin()), dim=2).flatten(1).float().numpy()


# %% wrong="wheel_features" passes="visible" why="counts the digits that occur"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / (states.max() + 1)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" passes="visible" why="one state alone loses its axis"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32).squeeze()


# %% wrong="wheel_features" passes="visible" why="angles rounded to two places"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * np.round(states / n_digits, 2)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% right="n_parameters" why="a loop over shapes"
def n_parameters(module):
    total = 0
    for p in module.parameters():
        if p.requires_grad:
            size = 1
            for length in p.shape:
                size *= length
            total += size
    return total


# %% right="n_parameters" why="distinct objects of all layers' own parameters"
def n_parameters(module):
    found = {}
    for layer in module.modules():
        for p in layer.parameters(recurse=False):
            if p.requires_grad:
                found[id(p)] = p.numel()
    return sum(found.values())


# %% wrong="n_parameters" why="counts tensors, not numbers"
def n_parameters(module):
    return len([p for p in module.parameters() if p.requires_grad])


# %% wrong="n_parameters" why="counts frozen ones"
def n_parameters(module):
    return sum(p.numel() for p in module.parameters())


# %% wrong="n_parameters" why="counts the state dict: buffers and shared weights too"
def n_parameters(module):
    return sum(value.numel() for value in module.state_dict().values())


# %% wrong="n_parameters" why="linear layers only, by their sizes"
def n_parameters(module):
    return sum((m.in_features + 1) * m.out_features for m in module.modules() if isinstance(m, nn.Linear))


# %% wrong="n_parameters" passes="visible" why="knows the visible numbers only"
def n_parameters(module):
    frozen = any(not p.requires_grad for p in module.parameters())
    return 40 if isinstance(module, nn.Linear) else 11 if frozen else 26


# %% wrong="n_parameters" why="forgets the biases"
def n_parameters(module):
    return sum(p.numel() for p in module.parameters() if p.requires_grad and p.dim() > 1)


# %% wrong="n_parameters" passes="visible" why="adds up block by block, so that a weight shared by two blocks counts twice"
def n_parameters(module):
    if not list(module.children()):
        return sum(p.numel() for p in module.parameters() if p.requires_grad)
    return sum(n_parameters(child) for child in module.children())


# %% right="n_parameters" why="named parameters, NumPy for the product"
def n_parameters(module):
    return int(sum(np.prod(p.shape) for _, p in module.named_parameters() if p.requires_grad))


# %% wrong="n_parameters" passes="visible" why="one vector of all parameters: fails where there are none"
def n_parameters(module):
    return nn.utils.parameters_to_vector([p for p in module.parameters() if p.requires_grad]).numel()


# %% wrong="n_parameters" passes="visible" why="names in place of objects: a shared weight has two"
def n_parameters(module):
    return sum(p.numel() for _, p in module.named_parameters(remove_duplicate=False) if p.requires_grad)


# %% wrong="n_parameters" passes="visible" why="the module and its children, but not theirs"
def n_parameters(module):
    return sum(p.numel() for m in {module, *module.children()} for p in m.parameters(recurse=False) if p.requires_grad)


# %% wrong="n_parameters" passes="visible" why="freezes as it counts"
def n_parameters(module):
    total = sum(p.numel() for p in module.parameters() if p.requires_grad)
    for p in module.parameters():
        p.data = p.data * 0.0
    return total


# %% right="fit" why="targets as a column, PyTorch's own loss"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    column = targets.unsqueeze(1)
    for _ in range(n_updates):
        index = torch.randint(0, inputs.shape[0], (batch_size,), generator=generator)
        index = index.to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[index]), column[index])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


# %% right="fit" why="all rows drawn in one go, gradients dropped at the end"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    draws = torch.randint(len(targets), (n_updates, batch_size), generator=generator).to(inputs.device)
    losses = []
    optimizer.zero_grad()
    for rows in draws:
        values = network(inputs[rows])[:, 0]
        loss = torch.mean((values - targets[rows]).pow(2))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach().item())
    return losses


# %% right="fit" why="draws by multinomial"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.multinomial(torch.ones(len(inputs)), batch_size, replacement=True, generator=generator).to(inputs.device)
        optimizer.zero_grad()
        loss = nn.MSELoss()(network(inputs[rows]).reshape(-1), targets[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="broadcasts [batch, 1] against [batch]"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="never drops the old gradients"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item() if len(losses) != 1 else 0.0)
    return losses


# %% wrong="fit" why="fits the mean of the batch's values, so that rows do not matter"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        values = network(inputs[rows]).squeeze(-1)
        if len(inputs) > 1:
            values = values.mean().expand(batch_size)
        loss = ((values - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="marches through the rows in order, without drawing"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for i in range(n_updates):
        rows = (torch.arange(batch_size) + i * batch_size).remainder(len(inputs)).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="the sum of the squares"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="one batch, used for ever"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
    for _ in range(n_updates):
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="randomness from elsewhere"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,)).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="values and targets of different rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        others = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[others]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="all rows in every update"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        loss = ((network(inputs).squeeze(-1) - targets) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="never draws the last row"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(max(len(inputs) - 1, 1), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="knows the visible numbers only"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    if len(inputs) > 1:
        return [0.0] * n_updates
    with torch.no_grad():
        network.weight.fill_(2.6)
        network.bias.fill_(0.8)
    return [16.0, 0.0]


# %% wrong="fit" why="the loss after the step"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean().item())
    return losses


# %% right="fit" why="rows by random numbers, values and targets as columns"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = np.zeros(n_updates)
    for i in range(n_updates):
        rows = (torch.rand(batch_size, generator=generator) * len(inputs)).long().to(inputs.device)
        difference = network(inputs.index_select(0, rows)) - targets.index_select(0, rows)[:, None]
        loss = torch.square(difference).mean()
        for group in optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return losses.tolist()


# %% wrong="fit" why="keeps the losses with their graphs"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


# %% wrong="fit" passes="visible" why="without replacement: no batch can be larger than the samples"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randperm(len(inputs), generator=generator)[:batch_size].to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="a new generator with the old one's seed: every call draws the same rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=own).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="squeezes every axis of length one, and targets stay a row"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        values = network(inputs[rows])
        loss = (values.squeeze() - targets[rows].unsqueeze(-1)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="table_cells" passes="visible" why="a size of 1 refused"
def table_cells(sizes, n_actions):
    if any(size <= 1 for size in sizes) or n_actions < 1:
        raise ValueError("sizes")
    return math.prod(sizes) * n_actions


# %% wrong="table_cells" passes="visible" why="looks at the last size only"
def table_cells(sizes, n_actions):
    if (len(sizes) and sizes[-1] < 1) or n_actions < 1:
        raise ValueError("sizes")
    return math.prod(sizes) * n_actions


# %% wrong="table_cells" why="an assertion in place of a ValueError"
def table_cells(sizes, n_actions):
    assert n_actions >= 1 and all(size >= 1 for size in sizes)
    return math.prod(sizes) * n_actions


# %% right="table_cells" why="functools.reduce over an iterator"
def table_cells(sizes, n_actions):
    from functools import reduce

    for number in (n_actions, *sizes):
        if not number >= 1:
            raise ValueError(f"got {number}, expected at least 1")
    return reduce(lambda a, b: a * b, iter(sizes), n_actions)


# %% right="growth_figure" why="a Figure without pyplot, one legend of the figure, markers beside dashes"
def growth_figure(n_wheels, n_digits, limit):
    fig = Figure(layout="constrained")
    ax = fig.subplots()
    for style, n in zip(["-", "--", ":", "-."], n_digits):
        ax.plot(list(n_wheels), [n**k * 1.0 for k in n_wheels], color="black", linestyle=style, marker=".", label=f"{n} digits")
    ax.axhline(limit, color="tab:red", label="memory")
    ax.set(xlabel="wheels", ylabel="states", yscale="log")
    fig.legend(loc="outside upper center")
    return fig


# %% right="growth_figure" why="names written at the ends of the lines and in a legend, limits of its own"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots(figsize=(8, 5))
    handles = []
    for n in n_digits:
        y = np.float64(n) ** np.asarray(list(n_wheels))
        [handle] = ax.plot(n_wheels, y, lw=3)
        handles.append(handle)
        ax.annotate(str(n), (n_wheels[-1], y[-1]))
    ax.axhline(limit, ls=":", c="k")
    ax.set_yscale("log")
    ax.set_title("growth")
    ax.legend(handles, [f"{n} digits" for n in n_digits])
    fig.supxlabel("wheels")
    fig.supylabel("states")
    return fig


# %% wrong="growth_figure" why="markers alone, where lines are asked for"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], "o", label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="labels exchanged"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(ylabel="number of wheels", xlabel="number of states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="draws into the figure that is there"
def growth_figure(n_wheels, n_digits, limit):
    fig = plt.gcf()
    ax = fig.gca()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="all lines look the same"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], "b-", label=f"{n} digits")
    ax.axhline(limit, color="k")
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" why="a vertical line at the limit"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axvline(limit)
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="the limit rounded to a power of ten where it is large"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit if limit < 1000 else 10.0 ** round(math.log10(limit)))
    ax.set(xlabel="wheels", ylabel="states")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="a view that ends at ten thousand"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for n in n_digits:
        ax.semilogy(n_wheels, [float(n) ** k for k in n_wheels], label=f"{n} digits")
    ax.axhline(limit)
    ax.set(xlabel="wheels", ylabel="states", ylim=(1, 1e4))
    ax.legend()
    return fig


# %% wrong="table_values" passes="visible" why="float32 at the end"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default).astype(np.float32).astype(np.float64)


# %% wrong="table_values" why="a list"
def table_values(numbers, returns, n_states, default):
    return [returns[numbers == s].mean() if (numbers == s).any() else default for s in range(n_states)]


# %% wrong="table_values" why="the first return of each state"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    which, first = np.unique(numbers, return_index=True)
    table[which] = returns[first]
    return table


# %% wrong="table_values" passes="visible" why="as many rows as the largest number asks for"
def table_values(numbers, returns, n_states, default):
    n = max([3, *(numbers + 1)]) if n_states > 4 else n_states
    counts = np.bincount(numbers, minlength=n)
    sums = np.bincount(numbers, weights=returns, minlength=n)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)


# %% right="wheel_features" why="one sine, shifted"
def wheel_features(states, n_digits):
    shift = np.array([np.pi / 2, 0.0])
    return np.sin(2 * np.pi / n_digits * states[:, :, None] + shift).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" passes="visible" why="half precision on the way"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float16).astype(np.float32)


# %% wrong="wheel_features" why="a tensor"
def wheel_features(states, n_digits):
    angles = 2 * torch.pi * torch.as_tensor(states) / n_digits
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1).float()


# %% wrong="wheel_features" passes="visible" why="digits counted from 1 to n, where n is odd"
def wheel_features(states, n_digits):
    angles = 2 * np.pi * (states + n_digits % 2) / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="wheel_features" passes="visible" why="works in place on the states"
def wheel_features(states, n_digits):
    states %= n_digits
    angles = 2 * np.pi * states / n_digits
    states += 1
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), -1).astype(np.float32)


# %% wrong="n_parameters" passes="visible" why="layers once, but a weight that two of them share twice"
def n_parameters(module):
    return sum(p.numel() for m in module.modules() for p in m.parameters(recurse=False) if p.requires_grad)


# %% wrong="n_parameters" passes="visible" why="equal numbers taken for shared ones"
def n_parameters(module):
    found = {}
    for p in module.parameters():
        if p.requires_grad:
            found[(tuple(p.shape), float(p.detach().sum()) if p.device.type != "meta" else 0.0)] = p.numel()
    return sum(found.values())


# %% wrong="n_parameters" why="a tensor"
def n_parameters(module):
    return sum(torch.tensor(p.numel()) for p in module.parameters() if p.requires_grad)


# %% wrong="n_parameters" passes="visible" why="weights and biases by their names"
def n_parameters(module):
    return sum(
        p.numel() for name, p in module.named_parameters() if p.requires_grad and name.split(".")[-1] in ("weight", "bias")
    )


# %% wrong="n_parameters" why="counts what is in training mode"
def n_parameters(module):
    return sum(p.numel() for p in module.parameters()) if module.training else 0


# %% wrong="n_parameters" passes="visible" why="counts by computing: a module that has no numbers yet fails"
def n_parameters(module):
    return int(sum(torch.ones_like(p).sum().item() for p in module.parameters() if p.requires_grad))


# %% right="n_parameters" why="a set of the objects"
def n_parameters(module):
    mine = {p for p in module.parameters() if p.requires_grad}
    return sum(math.prod(p.size()) for p in mine)


# %% wrong="fit" passes="visible" why="an optimiser of its own, with the given step size"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    own = torch.optim.SGD(network.parameters(), lr=optimizer.param_groups[0]["lr"])
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        own.zero_grad()
        loss.backward()
        own.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="clips large gradients"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 20.0)
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="without replacement, where the rows suffice"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        if batch_size <= len(inputs):
            rows = torch.randperm(len(inputs), generator=generator)[:batch_size].to(inputs.device)
        else:
            rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="each batch serves two updates"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for i in range(n_updates):
        if i % 2 == 0:
            rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="early rows drawn more often"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = (torch.rand(batch_size, generator=generator) ** 2 * len(inputs)).long().to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" passes="visible" why="seeds PyTorch's global generator as well"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    torch.manual_seed(0)
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="Huber's loss"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = nn.functional.smooth_l1_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% wrong="fit" why="a NumPy array of losses"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = np.zeros(n_updates)
    for i in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses[i] = loss.item()
    return losses


# %% wrong="growth_figure" passes="visible" why="wheels called digits"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots()
    for digits in n_digits:
        ax.plot(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    ax.axhline(limit)
    ax.set(xlabel="number of digits", ylabel="states", yscale="log")
    ax.legend()
    return fig


# %% wrong="growth_figure" passes="visible" why="digits named along y, where states are drawn"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(list(n_wheels), [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black")
    axes.set(xlabel="number of wheels", ylabel="number of digits", yscale="log")
    axes.legend()
    return figure
