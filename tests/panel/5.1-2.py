# %% right="table_cells" why="math.prod after one check over all numbers"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    for number in (*sizes, n_actions):
        if number < 1:
            raise ValueError(f"every size and the number of actions must be at least 1, got {number}")
    return math.prod(sizes) * n_actions

# %% right="table_cells" why="plain loop that starts at the actions and checks while it multiplies"
def table_cells(sizes, n_actions):
    if n_actions < 1:
        raise ValueError(f"n_actions is {n_actions}, expected at least 1")
    cells = int(n_actions)
    for i, size in enumerate(sizes):
        if size < 1:
            raise ValueError(f"feature {i} has {size} values, expected at least 1")
        cells *= int(size)
    return cells

# %% right="table_cells" why="functools.reduce with operator.mul, all() for the check"
import functools
import operator


def _check(sizes, n_actions):
    if not all(n >= 1 for n in [*sizes, n_actions]):
        raise ValueError(f"sizes {list(sizes)} and n_actions {n_actions} must all be 1 or more")


def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    _check(sizes, n_actions)
    return functools.reduce(operator.mul, sizes, n_actions)

# %% right="table_cells" why="np.prod over an object array, which keeps the whole numbers of Python"
def table_cells(sizes, n_actions):
    numbers = list(sizes) + [n_actions]
    if min(numbers) < 1:
        raise ValueError(f"found {min(numbers)} in {numbers}, need at least 1")
    return int(np.prod(np.array(numbers, dtype=object)))

# %% right="table_cells" why="recursion over the features"
def table_cells(sizes, n_actions):
    if n_actions < 1:
        raise ValueError(f"need at least one action, got {n_actions}")
    if len(sizes) == 0:
        return n_actions
    if sizes[0] < 1:
        raise ValueError(f"a feature has {sizes[0]} values")
    return sizes[0] * table_cells(sizes[1:], n_actions)

# %% wrong="table_cells" why="checks the product only, so two negative sizes slip through: A size below 1 makes no sense, raise a ValueError"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    cells = math.prod(sizes) * n_actions
    if cells < 1:
        raise ValueError(f"{cells} cells make no sense")
    return cells

# %% wrong="table_cells" why="accepts 0 actions: a number of actions below 1 must raise"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if any(size <= 0 for size in sizes) or n_actions < 0:
        raise ValueError(f"sizes {sizes}, n_actions {n_actions}: must be at least 1")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="int64 overflow: the exact number"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"must be at least 1: {sizes}, {n_actions}")
    return int(np.prod(np.array(sizes, dtype=np.int64))) * n_actions

# %% wrong="table_cells" why="goes through floats, which round: the exact number"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"must be at least 1: {sizes}, {n_actions}")
    return int(np.prod(sizes, dtype=float) * n_actions)

# %% wrong="table_cells" why="min of no sizes raises: sizes may be empty for none, a problem of no features has a single state"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if min(sizes) < 1 or n_actions < 1:
        raise ValueError(f"sizes {sizes} and actions {n_actions} must be at least 1")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="no features gives 0, but a problem of no features has a single state"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if any(size < 1 for size in sizes) or n_actions < 1:
        raise ValueError(f"at least 1 please: {sizes}, {n_actions}")
    if not sizes:
        return 0
    cells = n_actions
    for size in sizes:
        cells *= size
    return cells

# %% wrong="table_cells" why="appends to the list that it was given: arguments are not changed"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    sizes = sizes if isinstance(sizes, list) else list(sizes)
    sizes.append(n_actions)
    for size in sizes:
        if size < 1:
            raise ValueError(f"{size} is less than 1")
    return math.prod(sizes)

# %% wrong="table_cells" why="refuses a size of 1, which is not below 1"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if any(size <= 1 for size in sizes) or n_actions < 1:
        raise ValueError(f"at least 1 please: {sizes}, {n_actions}")
    return math.prod(sizes, start=n_actions)

# %% wrong="table_cells" why="looks at the smallest size only when it is zero: negative sizes in pairs pass (a size below 1)"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if 0 in sizes or n_actions < 1:
        raise ValueError(f"no values, or no actions: {sizes}, {n_actions}")
    return math.prod(sizes) * n_actions

# %% right="exact_values" why="fancy indexing and prod along the wheels"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % len(factors)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% right="exact_values" why="no modulo at all: a negative index counts from the end, which is the same for digits below n"
def exact_values(states, code, factors, gamma):
    discounts = np.multiply.reduce(factors[states - code], axis=-1)
    return (discounts - 1.0) / (1.0 - gamma)

# %% right="exact_values" why="loop over the wheels, product grows wheel by wheel"
def exact_values(
    states: NDArray[np.int64],
    code: NDArray[np.int64],
    factors: NDArray[np.float64],
    gamma: float,
) -> NDArray[np.float64]:
    n = factors.shape[0]
    product = np.ones(states.shape[0], dtype=np.float64)
    for wheel, right in enumerate(code):
        product *= np.take(factors, np.mod(states[:, wheel] - right, n))
    return np.negative(1.0 - product) / (1.0 - gamma)

# %% right="exact_values" why="Python loops in a generator with np.fromiter"
def exact_values(states, code, factors, gamma):
    n = len(factors)

    def _value(state):
        product = 1.0
        for shown, wanted in zip(state, code, strict=True):
            product *= float(factors[(int(shown) - int(wanted)) % n])
        return -(1 - product) / (1 - gamma)

    return np.fromiter((_value(s) for s in states), dtype=np.float64, count=len(states))

# %% right="exact_values" why="rolls one table for each wheel so that the digit itself is the index"
def exact_values(states, code, factors, gamma):
    by_digit = np.stack([np.roll(factors, int(c)) for c in code])  # [n_wheels, n]
    wheels = np.arange(len(code))
    return -(1.0 - by_digit[wheels, states].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="counts on ten digits: n is the length of factors; do not count on ten"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % N_DIGITS % len(factors)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="takes the largest shown digit for n: the number of digits is the length of factors"
def exact_values(states, code, factors, gamma):
    n_digits = states.max() + 1
    offsets = (states - code) % n_digits
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="only the first two wheels: multiply along the wheels, states have n_wheels"
def exact_values(states, code, factors, gamma):
    first, second = ((states - code) % len(factors))[:, :2].T
    return -(1.0 - factors[first] * factors[second]) / (1.0 - gamma)

# %% wrong="exact_values" why="turns the given states into offsets in place: arguments are not changed"
def exact_values(states, code, factors, gamma):
    states -= code
    states %= len(factors)
    return -(1.0 - factors[states].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="offset the other way round: o = (s - c) mod n; do not count on g(o) = g(10 - o)"
def exact_values(states, code, factors, gamma):
    offsets = (code - states) % len(factors)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="squeezes a batch of one to a scalar: shape [n]"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % len(factors)
    products = np.prod(factors[offsets], axis=1, keepdims=True)
    return np.squeeze(-(1.0 - products) / (1.0 - gamma))

# %% wrong="exact_values" why="uses the distance on the circle, so up and down cost the same: do not count on that either"
def exact_values(states, code, factors, gamma):
    n = len(factors)
    offsets = (states - code) % n
    offsets = np.where(2 * offsets > n, n - offsets, offsets)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="uses the notebook's GAMMA instead of the argument gamma"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % len(factors)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - GAMMA)

# %% wrong="exact_values" why="takes g(o) for a power of g(1): look up g(o) for each wheel, multiply along the wheels"
def exact_values(states, code, factors, gamma):
    total = ((states - code) % len(factors)).sum(axis=1)
    return -(1.0 - factors[1] ** total) / (1.0 - gamma)

# %% wrong="exact_values" why="result in single precision: float64"
def exact_values(states, code, factors, gamma):
    values = np.zeros(len(states), dtype=np.float32)
    for i, state in enumerate(states):
        values[i] = -(1 - np.prod(factors[(state - code) % len(factors)])) / (1 - gamma)
    return values.astype(np.float64)

# %% right="growth_figure" why="plt.subplots, float powers, axhline"
def growth_figure(
    n_wheels: Sequence[int], n_digits: Sequence[int], limit: float
) -> Figure:
    figure, axes = plt.subplots()
    wheels = np.array(n_wheels, dtype=np.float64)
    for digits in n_digits:
        axes.plot(wheels, float(digits) ** wheels, marker="o", label=f"{digits} digits")
    axes.axhline(limit, color="black", linestyle="--", label="memory")
    axes.set_yscale("log")
    axes.set_xlabel("number of wheels")
    axes.set_ylabel("number of states")
    axes.legend()
    return figure

# %% right="growth_figure" why="bare Figure without pyplot, semilogy, Python whole numbers, hlines, colour map, figure.legend"
def growth_figure(n_wheels, n_digits, limit):
    fig = Figure(figsize=(6, 4))
    ax = fig.add_subplot()
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(n_digits)))
    for n, colour in zip(n_digits, colours, strict=True):
        ax.semilogy(list(n_wheels), [int(n) ** int(k) for k in n_wheels], color=colour, label=str(n) + " digits")
    ax.hlines(limit, n_wheels[0] - 0.5, n_wheels[-1] + 0.5, colors="k", label="what memory holds")
    ax.set(xlabel="wheels k", ylabel="states n^k")
    fig.legend(loc="upper left")
    return fig

# %% right="growth_figure" why="one plot call with a matrix of columns and a list of labels, limit as a plotted level"
def growth_figure(n_wheels, n_digits, limit):
    fig, ax = plt.subplots(layout="constrained")
    k = np.asarray(list(n_wheels), dtype=float)
    grid = np.asarray(list(n_digits), dtype=float)[None, :] ** k[:, None]
    lines = ax.plot(k, grid)
    for line, n in zip(lines, n_digits, strict=True):
        line.set_label(f"{n} digits")
    (level,) = ax.plot([k[0] - 1, k[-1] + 1], [limit, limit], "r:", label=f"memory: {limit:.3g} cells")
    ax.set_yscale("log")
    ax.set_xlabel("Number of wheels")
    ax.set_ylabel("Number of states (log scale)")
    ax.legend(handles=[*lines, level])
    return fig

# %% right="growth_figure" why="pyplot state machine with a fresh figure, scatter-free, exp of logs for the powers"
def _count(n, wheels):
    return [math.exp(k * math.log(n)) for k in wheels]


def growth_figure(n_wheels, n_digits, limit):
    figure = plt.figure()
    plt.yscale("log")
    for n in n_digits:
        plt.plot(n_wheels, _count(n, n_wheels), ".-", label="{} digits".format(n))
    plt.axhline(y=limit, c="0.4", label="limit of memory")
    plt.xlabel("wheels")
    plt.ylabel("states")
    plt.legend()
    plt.title("Exponential growth")
    return figure

# %% wrong="growth_figure" why="the powers overflow int64: the number of states n^k (passes small numbers)"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    wheels = np.array(n_wheels)
    for digits in n_digits:
        axes.plot(wheels, digits**wheels, label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(yscale="log", xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="plots over 1, 2, 3, ... instead of the given numbers of wheels: the x axis"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    x = np.arange(1, len(n_wheels) + 1)
    for digits in n_digits:
        axes.plot(x, float(digits) ** x, label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(yscale="log", xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="fills the gaps between first and last number of wheels: n_wheels are the x axis, not a range"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    wheels = range(n_wheels[0], n_wheels[-1] + 1)
    for digits in n_digits:
        axes.plot(wheels, [float(digits) ** k for k in wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(yscale="log", xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="labels were set but no legend is shown: show a legend"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(digits**k) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    return figure

# %% wrong="growth_figure" why="y axis without a label: label the axes"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(digits**k) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set_xlabel("wheels")
    axes.set_title("number of states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="draws the logarithms on a linear axis: a logarithmic y axis"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [k * math.log10(digits) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(math.log10(limit), color="black", label="memory")
    axes.set(xlabel="wheels", ylabel="log10 of the number of states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="both axes logarithmic: a linear x axis"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.loglog(n_wheels, [float(digits**k) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="the wheels to the power of the digits: the number of states is n^k"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(k**digits) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="axes labels swapped: x is the number of wheels, y the number of states"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [float(digits**k) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(yscale="log", xlabel="number of states", ylabel="number of wheels")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="stops the lines where memory ends: one line over all numbers of wheels"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        states = np.array([float(digits) ** k for k in n_wheels])
        axes.plot(n_wheels, np.minimum(states, 10 * limit), label=f"{digits} digits")
    axes.axhline(limit, color="black", label="memory")
    axes.set(yscale="log", xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="labels sorted apart from the curves: the line of n digits is labelled n digits (n_digits need not ascend)"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    axes.set_yscale("log")
    for digits in n_digits:
        axes.plot(n_wheels, [float(digits**k) for k in n_wheels])
    axes.axhline(limit, color="black")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend([f"{digits} digits" for digits in sorted(n_digits)] + ["memory"])
    return figure

# %% right="table_values" why="bincount for counts and sums, filled where met"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    table = np.full(n_states, default, dtype=np.float64)
    met = counts > 0
    table[met] = sums[met] / counts[met]
    return table

# %% right="table_values" why="np.add.at and np.divide with where"
def table_values(numbers, returns, n_states, default):
    sums, counts = np.zeros((2, n_states))
    np.add.at(sums, numbers, returns)
    np.add.at(counts, numbers, 1.0)
    out = np.full(n_states, float(default))
    return np.divide(sums, counts, out=out, where=counts > 0)

# %% right="table_values" why="dictionary of lists and Python means"
from collections import defaultdict
from statistics import fmean


def table_values(numbers, returns, n_states, default):
    followed = defaultdict(list)
    for number, value in zip(numbers.tolist(), returns.tolist(), strict=True):
        followed[number].append(value)
    return np.array(
        [fmean(followed[s]) if s in followed else default for s in range(n_states)],
        dtype=np.float64,
    )

# %% right="table_values" why="running mean, sample by sample"
def table_values(
    numbers: NDArray[np.int64],
    returns: NDArray[np.float64],
    n_states: int,
    default: float,
) -> NDArray[np.float64]:
    values = np.full(n_states, default, dtype=np.float64)
    n = np.zeros(n_states, dtype=np.int64)
    for s, g in zip(numbers, returns):
        n[s] += 1
        if n[s] == 1:
            values[s] = g
        else:
            values[s] += (g - values[s]) / n[s]
    return values

# %% right="table_values" why="np.unique with inverse and counts, scatter of the means"
def table_values(numbers, returns, n_states, default):
    table = np.repeat(np.float64(default), n_states)
    if len(numbers) == 0:
        return table
    met, where, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    table[met] = np.bincount(where, weights=returns) / counts
    return table

# %% wrong="table_values" why="median instead of the mean: the mean return of each state (same for -4, -6, -8)"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, default, dtype=np.float64)
    for state in np.unique(numbers):
        table[state] = np.median(returns[numbers == state])
    return table

# %% wrong="table_values" why="a state whose returns sum to 0 gets the default, though it has samples"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    means = sums / np.maximum(counts, 1)
    return np.where(means != 0.0, means, default)

# %% wrong="table_values" why="np.full takes the dtype of the default; an int default makes an int table: Estimates, float64"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, default)
    for state in set(numbers.tolist()):
        table[state] = returns[numbers == state].mean()
    return table

# %% wrong="table_values" why="a repeated number is added once, then divided by its count: the mean return"
def table_values(numbers, returns, n_states, default):
    table = np.zeros(n_states)
    counts = np.zeros(n_states)
    table[numbers] += returns
    counts[numbers] += 1
    return np.where(counts > 0, table / np.maximum(counts, 1), default)

# %% wrong="table_values" why="the default counts as one more sample: the mean of the returns"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, default, dtype=np.float64)
    counts = np.ones(n_states)
    for number, value in zip(numbers, returns):
        counts[number] += 1
        table[number] += (value - table[number]) / counts[number]
    return table

# %% wrong="table_values" why="sums in single precision: float64 estimates, mean of long samples is off"
def table_values(numbers, returns, n_states, default):
    sums, counts = np.zeros(n_states, dtype=np.float32), np.zeros(n_states, dtype=np.float32)
    for number, value in zip(numbers, returns):
        sums[number] += value
        counts[number] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), default).astype(np.float64)

# %% wrong="table_values" why="sorts the given arrays in place: arguments are not changed"
def table_values(numbers, returns, n_states, default):
    order = np.argsort(numbers, kind="stable")
    numbers[:], returns[:] = numbers[order], returns[order]
    table = np.full(n_states, default, dtype=np.float64)
    met, first = np.unique(numbers, return_index=True)
    for state, own in zip(met, np.split(returns, first[1:])):
        table[state] = own.mean()
    return table

# %% wrong="table_values" why="fails without samples: there may be none"
def table_values(numbers, returns, n_states, default):
    order = np.argsort(numbers)
    states, starts, counts = np.unique(numbers[order], return_index=True, return_counts=True)
    table = np.full(n_states, default, dtype=np.float64)
    table[states] = np.add.reduceat(returns[order], starts) / counts
    return table * (numbers.max() < n_states)

# %% wrong="table_values" why="counts in eight bits: a state met more than 127 times gets a wrong mean"
def table_values(numbers, returns, n_states, default):
    counts = np.zeros(n_states, dtype=np.int8)
    np.add.at(counts, numbers, 1)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    table = np.full(n_states, default, dtype=np.float64)
    table[counts != 0] = sums[counts != 0] / counts[counts != 0]
    return table

# %% wrong="table_values" why="mean of smallest and largest return, not the mean of all"
def table_values(numbers, returns, n_states, default):
    low, high = np.full(n_states, np.inf), np.full(n_states, -np.inf)
    np.minimum.at(low, numbers, returns)
    np.maximum.at(high, numbers, returns)
    return np.where(np.isfinite(low), (np.where(np.isfinite(low), low, 0) + np.where(np.isfinite(low), high, 0)) / 2, default)

# %% right="coverage" why="np.unique and np.isin"
def coverage(visited, asked, n_states):
    met = np.unique(visited)
    return met.size / n_states, float(np.mean(~np.isin(asked, met)))

# %% right="coverage" why="one bool for each state"
def coverage(
    visited: NDArray[np.int64], asked: NDArray[np.int64], n_states: int
) -> tuple[float, float]:
    seen = np.zeros(n_states, dtype=bool)
    seen[visited] = True
    return float(seen.mean()), float((~seen[asked]).mean())

# %% right="coverage" why="Python sets and a generator"
def coverage(visited, asked, n_states):
    known = {int(v) for v in visited}
    unknown = sum(int(question) not in known for question in asked)
    return (len(known) / n_states, unknown / len(asked))

# %% right="coverage" why="bincount and count_nonzero, a named tuple as the pair"
from typing import NamedTuple


class _Shares(NamedTuple):
    visited: float
    unknown: float


def coverage(visited, asked, n_states):
    counts = np.bincount(visited, minlength=n_states)
    return _Shares(
        np.count_nonzero(counts) / n_states,
        np.count_nonzero(counts[asked] == 0) / len(asked),
    )

# %% right="coverage" why="sorted copy and searchsorted"
def coverage(visited, asked, n_states):
    ordered = np.sort(visited)
    first = np.searchsorted(ordered, asked, side="left")
    last = np.searchsorted(ordered, asked, side="right")
    distinct = int(ordered.size > 0) + int((np.diff(ordered) != 0).sum())
    return distinct / n_states, float((first == last).sum() / asked.size)

# %% wrong="coverage" why="a state asked twice counts once: A state that is asked twice is two questions"
def coverage(visited, asked, n_states):
    seen, questions = set(visited.tolist()), set(asked.tolist())
    return len(seen) / n_states, len(questions - seen) / len(questions)

# %% wrong="coverage" why="distinct unknown states over all questions: A state that is asked twice is two questions"
def coverage(visited, asked, n_states):
    unknown = np.setdiff1d(asked, visited)
    return len(np.unique(visited)) / n_states, len(unknown) / len(asked)

# %% wrong="coverage" why="nothing visited gives (0, 0), but then all questions are about states never visited: there may be none"
def coverage(visited, asked, n_states):
    if len(visited) == 0:
        return 0.0, 0.0
    seen = np.zeros(n_states, dtype=bool)
    seen[visited] = True
    return float(seen.mean()), float((~seen[asked]).mean())

# %% wrong="coverage" why="rounds to two digits: the share"
def coverage(visited, asked, n_states):
    met = np.unique(visited)
    unknown = np.isin(asked, met, invert=True)
    return round(len(met) / n_states, 2), round(float(unknown.mean()), 2)

# %% wrong="coverage" why="sorts visited in place: arguments are not changed"
def coverage(visited, asked, n_states):
    visited.sort()
    distinct = sum(1 for i, v in enumerate(visited) if i == 0 or v != visited[i - 1])
    return distinct / n_states, float((~np.isin(asked, visited)).mean())

# %% wrong="coverage" why="counts visits, not visited states, as long as they fit: the share of all states visited at least once"
def coverage(visited, asked, n_states):
    seen = np.isin(asked, visited)
    return min(len(visited) / n_states, 1.0), float((~seen).mean())

# %% wrong="coverage" why="second share is that of known questions: about a state that was never visited"
def coverage(visited, asked, n_states):
    return len(np.unique(visited)) / n_states, float(np.isin(asked, visited).mean())

# %% wrong="coverage" why="state 0 is lost as falsy: the share of all states visited, and questions about states that were not"
def coverage(visited, asked, n_states):
    seen = np.zeros(n_states)
    seen[visited] = visited
    return np.count_nonzero(seen) / n_states, float((seen[asked] == 0).mean())

# %% wrong="coverage" why="returns a list of two floats instead of a tuple"
def coverage(visited, asked, n_states):
    seen = np.zeros(n_states, dtype=bool)
    seen[visited] = True
    return [float(seen.mean()), float((~seen[asked]).mean())]

# %% wrong="coverage" why="means in single precision give np.float32, which are no floats: a pair of floats"
def coverage(visited, asked, n_states):
    seen = np.zeros(n_states, dtype=np.float32)
    seen[visited] = 1
    return seen.mean(), (1 - seen[asked]).mean()

# %% wrong="coverage" why="questions beyond the largest visited number are dropped: share of the questions in asked about a state never visited"
def coverage(visited, asked, n_states):
    counts = np.bincount(visited)
    inside = asked[asked < len(counts)]
    return float((counts > 0).sum() / n_states), float((counts[inside] == 0).sum() / len(asked))

# %% right="wheel_features" why="stack along a new last axis"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    pairs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return pairs.reshape(states.shape[0], 2 * states.shape[1]).astype(np.float32)

# %% right="wheel_features" why="fills every second column"
def wheel_features(states: NDArray[np.int64], n_digits: int) -> NDArray[np.float32]:
    n, n_wheels = states.shape
    features = np.empty((n, 2 * n_wheels), dtype=np.float32)
    phi = states * (2 * math.pi / n_digits)
    features[:, 0::2], features[:, 1::2] = np.cos(phi), np.sin(phi)
    return features

# %% right="wheel_features" why="complex numbers on the unit circle seen as pairs"
def wheel_features(states, n_digits):
    circle = np.ascontiguousarray(np.exp(2j * np.pi * states / n_digits))
    return circle.view(np.float64).astype(np.float32)

# %% right="wheel_features" why="a table with a row for each digit, looked up"
def _circle(n_digits):
    return np.array(
        [(math.cos(math.tau * d / n_digits), math.sin(math.tau * d / n_digits)) for d in range(n_digits)],
        dtype=np.float32,
    )


def wheel_features(states, n_digits):
    looked_up = _circle(n_digits)[states]  # [n, n_wheels, 2]
    return looked_up.reshape(len(states), states.shape[1] * 2)

# %% right="wheel_features" why="loop over the wheels and column_stack, sine as a shifted cosine of the reflected angle in double precision"
def wheel_features(states, n_digits):
    columns = []
    for wheel in states.T:
        phi = np.deg2rad(360.0 * wheel / n_digits)
        columns += [np.cos(phi), np.sin(phi)]
    return np.column_stack(columns).astype("float32")

# %% right="wheel_features" why="in torch and back to NumPy"
def wheel_features(states, n_digits):
    angles = torch.as_tensor(states.copy(), dtype=torch.float64) * (2 * math.pi / n_digits)
    return torch.stack((angles.cos(), angles.sin()), dim=2).flatten(1).float().numpy()

# %% wrong="wheel_features" why="all cosines, then all sines: for each wheel its cosine and then its sine"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.hstack([np.cos(angles), np.sin(angles)]).astype(np.float32)

# %% wrong="wheel_features" why="only two wheels: for each wheel, shape [n, 2 * n_wheels]"
def wheel_features(states, n_digits):
    a, b = (2.0 * np.pi * states / n_digits).T[:2]
    return np.stack([np.cos(a), np.sin(a), np.cos(b), np.sin(b)], axis=1).astype(np.float32)

# %% wrong="wheel_features" why="whole degrees for each digit: the angle is 2 pi d / n, and 360 // 7 is not 360 / 7"
def wheel_features(states, n_digits):
    degrees = 360 // n_digits * states
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], -1).reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="takes the largest shown digit plus one for n instead of n_digits"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / (states.max() + 1)
    return np.stack([np.cos(angles), np.sin(angles)], -1).reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="rounds to two decimals to get rid of 6e-17: the features are cosine and sine"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    features = np.stack([np.cos(angles), np.sin(angles)], axis=2).round(2)
    return features.reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="sine before cosine: its cosine and then its sine"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.stack([np.sin(angles), np.cos(angles)], -1).reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="divides by n - 1, so the first and the last digit coincide: 2 pi d / n"
def wheel_features(states, n_digits):
    angles = np.linspace(0, 2 * np.pi, n_digits)[states]
    return np.stack([np.cos(angles), np.sin(angles)], -1).reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="sine as the root of 1 - cos^2 loses its sign past half a turn: cosine and sine of the angle"
def wheel_features(states, n_digits):
    cosines = np.cos(2.0 * np.pi * states / n_digits)
    sines = np.sqrt(np.maximum(1.0 - cosines**2, 0.0))
    return np.stack([cosines, sines], -1).reshape(len(states), -1).astype(np.float32)

# %% wrong="wheel_features" why="double precision: float32"
def wheel_features(states, n_digits):
    angles = np.float32(2.0 * np.pi / n_digits) * states
    return np.stack([np.cos(angles), np.sin(angles)], -1).reshape(len(states), -1)

# %% wrong="wheel_features" why="reshapes along the wrong axis: rows are mixed when the pairs are stacked in front"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)]).reshape(len(states), -1).astype(np.float32)

# %% right="n_parameters" why="numel of what requires a gradient"
def n_parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters() if p.requires_grad)

# %% right="n_parameters" why="loop over named_parameters with the product of the shape"
def n_parameters(module):
    total = 0
    for _name, weights in module.named_parameters():
        if not weights.requires_grad:
            continue
        total += math.prod(weights.shape)
    return total

# %% right="n_parameters" why="walks the modules and remembers identities"
def n_parameters(module):
    counted = {}
    for part in module.modules():
        for weight in part.parameters(recurse=False):
            if weight.requires_grad:
                counted[id(weight)] = weight.numel()
    return sum(counted.values())

# %% right="n_parameters" why="filter and map, sum of NumPy sizes as an int"
def n_parameters(module):
    trainable = filter(lambda p: p.requires_grad, module.parameters())
    return int(sum(map(torch.numel, trainable)))

# %% wrong="n_parameters" why="a shared weight counts twice: A weight that two layers share counts once"
def n_parameters(module: nn.Module) -> int:
    return sum(
        p.numel()
        for _, p in module.named_parameters(remove_duplicate=False)
        if p.requires_grad
    )

# %% wrong="n_parameters" why="recursion over leaf modules counts a layer that is used twice under two names twice, and parameters of a module with children not at all"
def n_parameters(module: nn.Module) -> int:
    children = list(module.children())
    if children:
        return sum(n_parameters(child) for child in children)
    return sum(p.numel() for p in module.parameters() if p.requires_grad)

# %% wrong="n_parameters" why="buffers count: state_dict has constants, which training may not change; only what is frozen is taken off"
def n_parameters(module: nn.Module) -> int:
    frozen = {name for name, p in module.named_parameters() if not p.requires_grad}
    return sum(t.numel() for name, t in module.state_dict().items() if name not in frozen)

# %% wrong="n_parameters" why="only weights and biases of linear layers: any module"
def n_parameters(module: nn.Module) -> int:
    total = 0
    for layer in set(module.modules()):
        if isinstance(layer, nn.Linear):
            for p in (layer.weight, layer.bias):
                if p is not None and p.requires_grad:
                    total += p.numel()
    return total

# %% wrong="n_parameters" why="fails for a module without parameters: it may have no parameters"
def n_parameters(module: nn.Module) -> int:
    return len(torch.cat([p.flatten() for p in module.parameters() if p.requires_grad]))

# %% wrong="n_parameters" why="counts frozen parameters: frozen (requires_grad is false) do not count"
def n_parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())

# %% wrong="n_parameters" why="two layers that merely hold equal numbers count once: only a weight that is shared"
def n_parameters(module: nn.Module) -> int:
    kept = []
    for p in module.parameters():
        if p.requires_grad and not any(torch.equal(p, other) for other in kept):
            kept.append(p)
    return sum(p.numel() for p in kept)

# %% wrong="n_parameters" why="rows times columns forgets the further axes of a convolution's weights"
def n_parameters(module: nn.Module) -> int:
    total = 0
    for p in module.parameters():
        if p.requires_grad:
            total += p.shape[0] * (p.shape[1] if p.dim() > 1 else 1)
    return total

# %% wrong="n_parameters" why="freezes what it has counted so that it counts once: the module that was given is changed"
def n_parameters(module: nn.Module) -> int:
    total = 0
    for part in module.modules():
        for p in part._parameters.values():
            if p is not None and p.requires_grad:
                total += p.numel()
                p.requires_grad_(False)
    return total

# %% right="fit" why="the standard loop with squeeze(-1)"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        values = network(inputs[rows]).squeeze(-1)
        loss = ((values - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% right="fit" why="mse_loss with targets as a column, all rows drawn in advance"
def fit(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    n_updates: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
    plan = torch.randint(0, inputs.shape[0], (n_updates, batch_size), generator=generator)
    column = targets.unsqueeze(1)
    history: list[float] = []
    for rows in plan.to(inputs.device):
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.mse_loss(network(inputs[rows]), column[rows])
        history.append(float(loss.detach()))
        loss.backward()
        optimizer.step()
    return history

# %% right="fit" why="multinomial with equal weights, a helper for one step, comprehension"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    criterion = nn.MSELoss()
    equal = torch.ones(len(inputs))

    def _step():
        rows = torch.multinomial(equal, batch_size, replacement=True, generator=generator)
        rows = rows.to(inputs.device)
        loss = criterion(network(inputs.index_select(0, rows)).flatten(), targets.index_select(0, rows))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return [_step() for _ in range(n_updates)]

# %% right="fit" why="RandomSampler of torch.utils.data with replacement, sum divided by the batch size"
from torch.utils.data import RandomSampler


def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        sampler = RandomSampler(range(len(inputs)), replacement=True, num_samples=batch_size, generator=generator)
        rows = torch.tensor(list(sampler), device=inputs.device)
        errors = network(inputs[rows])[:, 0] - targets[rows]
        loss = errors.dot(errors) / batch_size
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% right="fit" why="closure for optimizer.step, losses kept as tensors and read out at the end"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    kept = []
    for _ in range(n_updates):
        rows = torch.randint(high=targets.shape[0], size=[batch_size], generator=generator)
        x, y = inputs[rows.to(inputs.device)], targets[rows.to(targets.device)]
        network.zero_grad()
        optimizer.zero_grad()
        loss = (network(x).view(-1) - y).pow(2).mean()
        loss.backward()
        kept.append(loss.detach())
        optimizer.step()
    return torch.stack(kept).tolist() if kept else []

# %% right="fit" why="plain squeeze: a batch of one becomes a scalar and still meets one target"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    out = [0.0] * n_updates
    for i in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(targets.device)
        loss = torch.mean(torch.square(network(inputs[rows]).squeeze() - targets[rows]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        out[i] = loss.item()
    return out

# %% wrong="fit" why="draws from PyTorch's global generator: generator is where the rows come from"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), device=inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="a permutation draws without replacement, and never more than n rows: with replacement"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randperm(len(inputs), generator=generator)[:batch_size].to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="one batch for all updates: n_updates times, draw batch_size rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
    batch, wanted = inputs[rows], targets[rows]
    losses = []
    for _ in range(n_updates):
        loss = nn.functional.mse_loss(network(batch).squeeze(-1), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="zeroes the gradients after the step only, so gradients left from before go into the first update: the gradient of L"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="turns the given targets into a column in place: arguments other than the network's weights are not changed"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    targets.unsqueeze_(1)
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="returns the loss over all rows instead of the loss of the batch of each update"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        with torch.no_grad():
            losses.append(((network(inputs).squeeze(-1) - targets) ** 2).mean().item())
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses

# %% wrong="fit" why="seeds the generator that it was given: its state belongs to the caller, and every call draws the same rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    generator.manual_seed(0)
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="consecutive rows from a random start: batch_size rows at random from all rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        start = torch.randint(len(inputs), (1,), generator=generator)
        rows = ((start + torch.arange(batch_size)) % len(inputs)).to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="subtracts [batch, 1] and [batch] as they are: mean squared error of the network's values on the batch"
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

# %% wrong="fit" why="draws inputs and targets apart, so values meet the targets of other rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    def draw(tensor):
        rows = torch.randint(len(tensor), (batch_size,), generator=generator)
        return tensor[rows.to(tensor.device)]

    losses = []
    for _ in range(n_updates):
        loss = nn.functional.mse_loss(network(draw(inputs)).squeeze(-1), draw(targets))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="the last row is never drawn unless it is the only one: from all rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        u = torch.rand(batch_size, generator=generator)
        rows = (u * (len(inputs) - 1)).long().to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="returns tensors that still carry a graph: the loss of each update as floats"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses

# %% wrong="fit" why="the loss is taken anew after the step: the loss of each update, before its step"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    def loss_on(rows):
        return nn.functional.mse_loss(network(inputs[rows]).squeeze(-1), targets[rows])

    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        optimizer.zero_grad()
        loss_on(rows).backward()
        optimizer.step()
        losses.append(loss_on(rows).item())
    return losses
