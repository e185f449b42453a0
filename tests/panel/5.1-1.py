# %% right="table_cells" why="checks first, then math.prod"
def table_cells(sizes: Sequence[int], n_actions: int) -> int:
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes {list(sizes)} and {n_actions} actions: each must be at least 1")
    return math.prod(int(size) for size in sizes) * int(n_actions)

# %% right="table_cells" why="one loop over sizes and actions together"
def table_cells(sizes, n_actions):
    cells = 1
    for number in (*sizes, n_actions):
        if number < 1:
            raise ValueError(f"expected whole numbers of at least 1, but {number} came")
        cells *= int(number)
    return cells

# %% right="table_cells" why="functools.reduce with a helper that refuses"
import functools
import operator


def _checked(what, number):
    if number <= 0:
        raise ValueError(f"{what} is {number}, expected at least 1")
    return int(number)


def table_cells(sizes, n_actions):
    factors = [_checked("a size", size) for size in sizes]
    return functools.reduce(operator.mul, factors, _checked("the number of actions", n_actions))

# %% wrong="table_cells" why="np.prod overflows quietly: the exact number is asked for"
def table_cells(sizes, n_actions):
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return int(np.prod(sizes, dtype=np.int64)) * n_actions

# %% wrong="table_cells" why="floats round: exact is the word"
def table_cells(sizes, n_actions):
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return round(np.prod(np.array(sizes, dtype=np.float64)) * n_actions)

# %% wrong="table_cells" why="no features are given 0 cells: a problem of no features has a single state"
def table_cells(sizes, n_actions):
    if n_actions < 1 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    if len(sizes) == 0:
        return 0
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="no features are refused by min of nothing: empty for none is legal"
def table_cells(sizes, n_actions):
    if min(sizes) < 1 or n_actions < 1:
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="looks at the product only: two negative sizes, or one with negative actions, pass"
def table_cells(sizes, n_actions):
    cells = math.prod(sizes) * n_actions
    if cells < 1:
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return cells

# %% wrong="table_cells" why="zero is refused, negative sizes are not: below 1"
def table_cells(sizes, n_actions):
    if 0 in sizes or n_actions < 1:
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="sizes of 1 are refused too: less than 1 is the rule"
def table_cells(sizes, n_actions):
    if n_actions < 1 or any(size <= 1 for size in sizes):
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="zero actions are let through: less than 1 must be refused"
def table_cells(sizes, n_actions):
    if n_actions < 0 or any(size < 1 for size in sizes):
        raise ValueError(f"sizes {sizes}, actions {n_actions}")
    return math.prod(sizes) * n_actions

# %% wrong="table_cells" why="assert raises an AssertionError, not a ValueError"
def table_cells(sizes, n_actions):
    assert n_actions >= 1 and all(size >= 1 for size in sizes), (sizes, n_actions)
    return math.prod(sizes) * n_actions

# %% right="exact_values" why="one fancy index and a product along the wheels"
def exact_values(
    states: NDArray[np.int64],
    code: NDArray[np.int64],
    factors: NDArray[np.float64],
    gamma: float,
) -> NDArray[np.float64]:
    products = factors[(states - code) % len(factors)].prod(axis=1)
    return -(1.0 - products) / (1.0 - gamma)

# %% right="exact_values" why="a loop over the wheels that multiplies columns"
def exact_values(states, code, factors, gamma):
    expected = np.ones(states.shape[0], dtype=np.float64)
    for wheel in range(states.shape[1]):
        offset = np.mod(states[:, wheel] - code[wheel], factors.size)
        expected *= np.take(factors, offset)
    return (expected - 1) / (1 - gamma)

# %% right="exact_values" why="plain Python numbers and np.fromiter"
def _value(shown, code, g, gamma):
    product = math.prod(g[(s - c) % len(g)] for s, c in zip(shown, code, strict=True))
    return -(1.0 - product) / (1.0 - gamma)


def exact_values(states, code, factors, gamma):
    g, right = factors.tolist(), code.tolist()
    values = (_value(shown, right, g, gamma) for shown in states.tolist())
    return np.fromiter(values, dtype=np.float64, count=len(states))

# %% right="exact_values" why="offsets without a modulo: wrap by np.where, np.multiply.reduce"
def exact_values(states, code, factors, gamma):
    n = factors.shape[0]
    offsets = states - code[None, :]
    offsets = np.where(offsets < 0, offsets + n, offsets)
    discount = np.multiply.reduce(factors[offsets], axis=-1, dtype=np.float64)
    return np.subtract(discount, 1.0) / (1.0 - gamma)

# %% wrong="exact_values" why="code less state: offsets count from the code up to the digit"
def exact_values(states, code, factors, gamma):
    products = factors[(code - states) % len(factors)].prod(axis=1)
    return -(1.0 - products) / (1.0 - gamma)

# %% wrong="exact_values" why="counts on ten digits: n is the length of factors"
def exact_values(states, code, factors, gamma):
    products = factors[(states - code) % N_DIGITS % len(factors)].prod(axis=1)
    return -(1.0 - products) / (1.0 - gamma)

# %% wrong="exact_values" why="the shorter distance on the circle: g(o) = g(n - o) is not to be counted on"
def exact_values(states, code, factors, gamma):
    offsets = (states - code) % len(factors)
    offsets = np.minimum(offsets, len(factors) - offsets)
    return -(1.0 - factors[offsets].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="absolute differences instead of mod n"
def exact_values(states, code, factors, gamma):
    products = factors[np.abs(states - code)].prod(axis=1)
    return -(1.0 - products) / (1.0 - gamma)

# %% wrong="exact_values" why="states is changed in place on the way to the offsets"
def exact_values(states, code, factors, gamma):
    states -= code
    states %= len(factors)
    return -(1.0 - factors[states].prod(axis=1)) / (1.0 - gamma)

# %% wrong="exact_values" why="the global GAMMA in the denominator instead of gamma"
def exact_values(states, code, factors, gamma):
    products = factors[(states - code) % len(factors)].prod(axis=1)
    return -(1.0 - products) / (1.0 - GAMMA)

# %% wrong="exact_values" why="each wheel's value is summed: the product over the wheels is inside the formula"
def exact_values(states, code, factors, gamma):
    g = factors[(states - code) % len(factors)]
    return (-(1.0 - g) / (1.0 - gamma)).sum(axis=1)

# %% wrong="exact_values" why="float32 on the way and as the result: float64 is promised"
def exact_values(states, code, factors, gamma):
    g = factors.astype(np.float32)[(states - code) % len(factors)]
    return -(1 - g.prod(axis=1)) / np.float32(1 - gamma)

# %% wrong="exact_values" why="squeeze: one state gives a bare number of shape () instead of shape [n]"
def exact_values(states, code, factors, gamma):
    products = factors[(states - code) % len(factors)].prod(axis=1, keepdims=True)
    return np.squeeze(-(1.0 - products) / (1.0 - gamma))

# %% right="growth_figure" why="pyplot, floats, axhline, legend in the axes"
def growth_figure(
    n_wheels: Sequence[int], n_digits: Sequence[int], limit: float
) -> Figure:
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", linestyle="--", label="memory")
    axes.set(xlabel="number of wheels", ylabel="number of states", yscale="log")
    axes.legend()
    return figure

# %% right="growth_figure" why="bare Figure, semilogy, colours of a colour map, hlines across the axes, figure.legend"
def growth_figure(n_wheels, n_digits, limit):
    figure = Figure(figsize=(6, 4), layout="constrained")
    ax = figure.add_subplot()
    k = np.asarray(list(n_wheels), dtype=np.float64)
    colours = plt.get_cmap("plasma")(np.linspace(0, 0.85, len(n_digits)))
    for n, colour in zip(n_digits, colours):
        ax.semilogy(k, np.power(float(n), k), "o-", color=colour, label=f"{n} digits")
    ax.hlines(limit, 0, 1, transform=ax.get_yaxis_transform(), colors="red", label="limit of memory")
    ax.set_xlabel("wheels")
    ax.set_ylabel("states")
    ax.set_title("Growth of the state space")
    figure.legend(loc="outside right upper")
    return figure

# %% right="growth_figure" why="all lines by one call with a matrix, the limit as a plotted level in the axes transform"
def growth_figure(n_wheels, n_digits, limit):
    fig = plt.figure()
    axes = fig.subplots()
    wheels = np.array(n_wheels, dtype=float)[:, None]
    counts = np.array(n_digits, dtype=float)[None, :] ** wheels
    axes.set_yscale("log")
    axes.plot(wheels[:, 0], counts, label=[f"{n} digits" for n in n_digits])
    axes.plot([0, 1], [limit, limit], ":", color="grey", transform=axes.get_yaxis_transform(), label="cells in memory")
    axes.set_xlabel("wheels $k$")
    axes.set_ylabel("states $n^k$")
    axes.legend(loc="upper left")
    fig.tight_layout()
    return fig

# %% right="growth_figure" why="exponentials of k log n, legend by handles without the limit, whose name stands beside it as a text"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots(figsize=(7, 4))
    handles = []
    for number, n in enumerate(n_digits):
        y = np.exp(np.asarray(n_wheels) * math.log(n))
        (line,) = axes.plot(list(n_wheels), y, color=f"C{number % 7}", label=f"{n} digits")
        handles.append(line)
    level = axes.axhline(limit, color="0.4", lw=1)
    axes.legend(handles=[*handles, level], labels=[*(f"{n} digits" for n in n_digits), "memory"])
    axes.set(xlabel="wheels", ylabel="states (logarithmic)")
    axes.set_yscale("log", base=10)
    return figure

# %% wrong="growth_figure" why="powers of int64 overflow for many wheels: the lines fall into nonsense"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, np.full(len(n_wheels), digits) ** np.array(n_wheels), label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states", yscale="log")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="both axes logarithmic: the x axis is linear"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.loglog(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="logarithms on a linear axis: a logarithmic y axis is asked for"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [k * math.log10(digits) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(math.log10(limit), color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states (power of ten)")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="x counts 1, 2, 3 and so on whatever n_wheels holds"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(range(1, len(n_wheels) + 1), [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states", yscale="log")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="wheels to the power of digits (k to the n) instead of n to the k"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [float(k) ** digits for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states", yscale="log")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="no legend is called: show a legend"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.plot(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states", yscale="log")
    return figure

# %% wrong="growth_figure" why="the axes have no labels: label the axes"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="the y axis ends at the limit: the lines beyond it cannot be seen, nor where they go through"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(digits) ** k for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states", ylim=(1, limit))
    axes.legend()
    return figure

# %% wrong="growth_figure" why="counts are cut to the limit: the number of states is n to the k"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [min(float(digits) ** k, 10 * limit) for k in n_wheels], label=f"{digits} digits")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% wrong="growth_figure" why="the lines are named n = 2 and so on: labels are 2 digits, 10 digits"
def growth_figure(n_wheels, n_digits, limit):
    figure, axes = plt.subplots()
    for digits in n_digits:
        axes.semilogy(n_wheels, [float(digits) ** k for k in n_wheels], label=f"n = {digits}")
    axes.axhline(limit, color="black", ls="--", label="memory")
    axes.set(xlabel="wheels", ylabel="states")
    axes.legend()
    return figure

# %% right="table_values" why="bincount for counts and sums, division where there are samples"
def table_values(
    numbers: NDArray[np.int64],
    returns: NDArray[np.float64],
    n_states: int,
    default: float,
) -> NDArray[np.float64]:
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    table = np.full(n_states, default, dtype=np.float64)
    np.divide(sums, counts, out=table, where=counts > 0)
    return table

# %% right="table_values" why="np.add.at and a boolean mask"
def table_values(numbers, returns, n_states, default):
    sums, counts = np.zeros(n_states), np.zeros(n_states, dtype=int)
    np.add.at(sums, numbers, returns)
    np.add.at(counts, numbers, 1)
    met = counts > 0
    sums[met] /= counts[met]
    sums[~met] = default
    return sums

# %% right="table_values" why="a dictionary of lists in plain Python"
from collections import defaultdict


def table_values(numbers, returns, n_states, default):
    followed = defaultdict(list)
    for number, following in zip(numbers.tolist(), returns.tolist(), strict=True):
        followed[number].append(following)
    return np.array(
        [math.fsum(followed[s]) / len(followed[s]) if s in followed else default for s in range(n_states)],
        dtype=np.float64,
    )

# %% right="table_values" why="np.unique with inverse and counts, early return for no samples"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    if len(numbers) == 0:
        return table
    met, which, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    table[met] = np.bincount(which, returns) / counts
    return table

# %% wrong="table_values" why="table[numbers] += returns adds a number that occurs twice once only"
def table_values(numbers, returns, n_states, default):
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    sums[numbers] += returns
    counts[numbers] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)

# %% wrong="table_values" why="np.full takes the dtype of a default that is a whole number: means are cut to ints"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, default)
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    met = counts > 0
    table[met] = sums[met] / counts[met]
    return table

# %% wrong="table_values" why="a mean of exactly 0 is taken for a state without a sample and gets the default"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers, minlength=n_states)
    means = np.bincount(numbers, weights=returns, minlength=n_states) / np.maximum(counts, 1)
    return np.where(means == 0, default, means)

# %% wrong="table_values" why="the default counts as a first sample: the mean of the returns of each state"
def table_values(numbers, returns, n_states, default):
    table, counts = np.full(n_states, float(default)), np.ones(n_states)
    for s, g in zip(numbers, returns):
        counts[s] += 1
        table[s] += (g - table[s]) / counts[s]
    return table

# %% wrong="table_values" why="bincount without minlength: the table ends at the largest state that was met"
def table_values(numbers, returns, n_states, default):
    counts = np.bincount(numbers)
    sums = np.bincount(numbers, weights=returns)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)

# %% wrong="table_values" why="there may be no samples: numbers.max() of nothing fails"
def table_values(numbers, returns, n_states, default):
    if numbers.max() >= n_states:
        raise ValueError(f"state {numbers.max()} of {n_states}")
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)

# %% wrong="table_values" why="no samples give zeros instead of the default for all others"
def table_values(numbers, returns, n_states, default):
    if len(numbers) == 0:
        return np.zeros(n_states)
    counts = np.bincount(numbers, minlength=n_states)
    sums = np.bincount(numbers, weights=returns, minlength=n_states)
    return np.where(counts > 0, sums / np.maximum(counts, 1), default)

# %% wrong="table_values" why="first visits only: each sample counts, the mean return of the state"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    met, first = np.unique(numbers, return_index=True)
    table[met] = returns[first]
    return table

# %% wrong="table_values" why="the median instead of the mean: the same for few samples"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    for s in np.unique(numbers):
        table[s] = np.median(returns[numbers == s])
    return table

# %% wrong="table_values" why="equal returns of a state count once (a set): the mean is over all of its samples"
def table_values(numbers, returns, n_states, default):
    table = np.full(n_states, float(default))
    for s in np.unique(numbers):
        own = set(returns[numbers == s].tolist())
        table[s] = sum(own) / len(own)
    return table

# %% right="coverage" why="np.unique and np.isin"
def coverage(
    visited: NDArray[np.int64], asked: NDArray[np.int64], n_states: int
) -> tuple[float, float]:
    of_states = len(np.unique(visited)) / n_states
    return of_states, float(np.isin(asked, visited, invert=True).mean())

# %% right="coverage" why="an array of bools"
def coverage(visited, asked, n_states):
    met = np.zeros(n_states, dtype=np.bool_)
    met[visited] = True
    return float(met.mean()), float((~met[asked]).mean())

# %% right="coverage" why="Python sets and a generator"
def coverage(visited, asked, n_states):
    known = set(visited.tolist())
    unknown = sum(1 for state in asked.tolist() if state not in known)
    return (len(known) / n_states, unknown / asked.size)

# %% wrong="coverage" why="a state that is asked twice is counted once: it is two questions"
def coverage(visited, asked, n_states):
    known, questions = set(visited.tolist()), set(asked.tolist())
    return len(known) / n_states, len(questions - known) / len(questions)

# %% wrong="coverage" why="visits are counted, not states visited at least once"
def coverage(visited, asked, n_states):
    return len(visited) / n_states, float((~np.isin(asked, visited)).mean())

# %% wrong="coverage" why="share of the questions about visited states: NEVER visited is asked for"
def coverage(visited, asked, n_states):
    return len(np.unique(visited)) / n_states, float(np.isin(asked, visited).mean())

# %% wrong="coverage" why="a list: the result is a tuple"
def coverage(visited, asked, n_states):
    return [len(np.unique(visited)) / n_states, float((~np.isin(asked, visited)).mean())]

# %% wrong="coverage" why="questions divided by the number of states instead of the number of questions"
def coverage(visited, asked, n_states):
    return len(np.unique(visited)) / n_states, float((~np.isin(asked, visited)).sum() / n_states)

# %% wrong="coverage" why="distinct unknown states over all questions (setdiff1d drops repetitions)"
def coverage(visited, asked, n_states):
    return len(np.unique(visited)) / n_states, len(np.setdiff1d(asked, visited)) / len(asked)

# %% wrong="coverage" why="there may be no visits: then both shares are given as 0, but all questions are about states never visited"
def coverage(visited, asked, n_states):
    if len(visited) == 0:
        return 0.0, 0.0
    return len(np.unique(visited)) / n_states, float((~np.isin(asked, visited)).mean())

# %% wrong="coverage" why="visited.max() fails where nothing was visited: there may be none"
def coverage(visited, asked, n_states):
    met = np.bincount(visited, minlength=n_states) > 0
    top = int(visited.max())
    unknown = [state > top or not met[state] for state in asked]
    return float(met.sum() / n_states), sum(unknown) / len(unknown)

# %% wrong="coverage" why="visited is sorted in place: an argument is changed"
def coverage(visited, asked, n_states):
    visited.sort()
    n_known = 0 if len(visited) == 0 else 1 + int((np.diff(visited) > 0).sum())
    found = np.searchsorted(visited, asked, side="right") > np.searchsorted(visited, asked)
    return n_known / n_states, float((~found).mean())

# %% right="wheel_features" why="stack along a new last axis, explicit reshape"
def wheel_features(states: NDArray[np.int64], n_digits: int) -> NDArray[np.float32]:
    angles = 2.0 * np.pi * states / n_digits
    pairs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return pairs.reshape(states.shape[0], 2 * states.shape[1]).astype(np.float32)

# %% right="wheel_features" why="fills every second column of an empty float32 array"
def wheel_features(states, n_digits):
    n, n_wheels = states.shape
    features = np.empty((n, 2 * n_wheels), dtype=np.float32)
    phi = states * (2 * math.pi / n_digits)
    features[:, 0::2] = np.cos(phi)
    features[:, 1::2] = np.sin(phi)
    return features

# %% right="wheel_features" why="complex roots of unity looked up by the digit, viewed as pairs of floats"
def wheel_features(states, n_digits):
    circle = np.exp(2j * np.pi * np.arange(n_digits) / n_digits)
    shown = np.ascontiguousarray(circle[states])  # [n, n_wheels], complex
    table = np.stack((shown.real, shown.imag), axis=2).astype(np.float32)
    return table.reshape(len(states), states.shape[1] * 2)

# %% right="wheel_features" why="columns from a loop over the wheels, column_stack"
def wheel_features(states, n_digits):
    columns = []
    for digit in states.T:
        angle = 2 * np.pi * digit.astype(np.float64) / n_digits
        columns.extend([np.cos(angle), np.sin(angle)])
    return np.column_stack(columns).astype(np.float32)

# %% wrong="wheel_features" why="all cosines first, then all sines: for each wheel its cosine and then its sine"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

# %% wrong="wheel_features" why="float64: a float32 array is promised"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), 2 * states.shape[1])

# %% wrong="wheel_features" why="sine before cosine"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="divides by n - 1: the last digit falls on the first, the angle is 2 pi d / n"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / (n_digits - 1)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="the number of digits is taken from the largest digit shown instead of n_digits"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / (states.max() + 1)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="stacked on the wrong axis before the reshape: the wheels of one state are mixed"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="a tensor: a NumPy float32 array is promised"
def wheel_features(states, n_digits):
    angles = torch.from_numpy(2.0 * np.pi * states / n_digits)
    return torch.stack([angles.cos(), angles.sin()], dim=-1).flatten(1).float()

# %% wrong="wheel_features" why="the global N_DIGITS in place of n_digits"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / N_DIGITS
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="whole degrees (360 // n): wrong angles where n does not divide 360, the angle is 2 pi d / n"
def wheel_features(states, n_digits):
    angles = np.deg2rad(states * (360 // n_digits))
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(states), 2 * states.shape[1]).astype(np.float32)

# %% wrong="wheel_features" why="squeeze: a single state gives shape [2 * n_wheels] instead of [n, 2 * n_wheels]"
def wheel_features(states, n_digits):
    angles = 2.0 * np.pi * states / n_digits
    pairs = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return pairs.reshape(len(states), 2 * states.shape[1]).squeeze().astype(np.float32)

# %% right="n_parameters" why="a sum over the generator of parameters"
def n_parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters() if p.requires_grad)

# %% right="n_parameters" why="a loop with math.prod of the shapes"
def n_parameters(module):
    total = 0
    for _name, parameter in module.named_parameters():
        if not parameter.requires_grad:
            continue
        total += math.prod(parameter.shape)
    return total

# %% right="n_parameters" why="recursion over children with a set of the parameters seen by identity"
def _trainable(module, seen):
    count = 0
    for p in module.parameters(recurse=False):
        if id(p) not in seen and p.requires_grad:
            seen.add(id(p))
            count += p.nelement()
    return count + sum(_trainable(child, seen) for child in module.children())


def n_parameters(module):
    return _trainable(module, set())

# %% right="n_parameters" why="filter with a sum over a list of NumPy sizes, int at the end"
def n_parameters(module):
    trainable = filter(lambda p: p.requires_grad, module.parameters())
    return int(sum([torch.numel(p.detach()) for p in trainable]))

# %% wrong="n_parameters" why="frozen parameters count too: requires_grad false does not count"
def n_parameters(module):
    return sum(p.numel() for p in module.parameters())

# %% wrong="n_parameters" why="state_dict holds buffers, and shared weights twice"
def n_parameters(module):
    frozen = {n for n, p in module.named_parameters() if not p.requires_grad}
    return sum(v.numel() for n, v in module.state_dict().items() if n not in frozen)

# %% wrong="n_parameters" why="layer by layer: a weight that two layers share counts twice instead of once"
def n_parameters(module):
    return sum(
        p.numel()
        for layer in module.modules()
        for p in layer.parameters(recurse=False)
        if p.requires_grad
    )

# %% wrong="n_parameters" why="linear layers only: any module, and how many numbers training may change"
def n_parameters(module):
    layers = {id(m): m for m in module.modules() if isinstance(m, nn.Linear)}
    found = {id(p): p for m in layers.values() for p in m.parameters(recurse=False)}
    return sum(p.numel() for p in found.values() if p.requires_grad)

# %% wrong="n_parameters" why="the vector of no parameters cannot be built: it may have no parameters"
def n_parameters(module):
    flat = [p.detach().reshape(-1) for p in module.parameters() if p.requires_grad]
    return len(torch.cat(flat))

# %% wrong="n_parameters" why="frozen if the first parameter is: looks at one parameter for the whole module (frozen ones do not count, each for itself)"
def n_parameters(module):
    total = 0
    for child in module.modules():
        own = list(child.parameters(recurse=False))
        if own and own[0].requires_grad:
            total += sum(p.numel() for p in own)
    return total

# %% wrong="n_parameters" why="equal shapes with equal numbers are taken for one shared weight: only a weight that two layers share counts once"
def n_parameters(module):
    distinct = []
    for p in module.parameters():
        if p.requires_grad and not any(torch.equal(p, q) for q in distinct):
            distinct.append(p)
    return sum(p.numel() for p in distinct)

# %% wrong="n_parameters" why="rows times columns of the shape: a parameter with three or more axes (a convolution) is counted too small, a single number fails"
def n_parameters(module):
    total = 0
    for p in module.parameters():
        if p.requires_grad:
            total += p.shape[0] * (p.shape[1] if p.dim() > 1 else 1)
    return total

# %% right="fit" why="hint style: randint, squeeze, mean of squares, the three lines"
def fit(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    inputs: Tensor,
    targets: Tensor,
    n_updates: int,
    batch_size: int,
    generator: torch.Generator,
) -> list[float]:
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

# %% right="fit" why="targets get a last axis, mse_loss, index_select, losses kept as tensors until the end"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    column = targets.unsqueeze(1)
    criterion = nn.MSELoss()
    history = []
    for _ in range(n_updates):
        drawn = torch.randint(0, inputs.shape[0], size=(batch_size,), generator=generator)
        drawn = drawn.to(inputs.device)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(network(inputs.index_select(0, drawn)), column.index_select(0, drawn))
        loss.backward()
        history.append(loss.detach())
        optimizer.step()
    return torch.stack(history).tolist() if history else []

# %% right="fit" why="multinomial with replacement, a helper for one update"
def _update(network, optimizer, x, y):
    optimizer.zero_grad()
    error = network(x)[:, 0] - y
    loss = error.square().sum() / error.numel()
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    even = torch.ones(inputs.size(0))

    def draw():
        rows = torch.multinomial(even, batch_size, replacement=True, generator=generator)
        return rows.to(inputs.device)

    return [_update(network, optimizer, inputs[r], targets[r]) for r in (draw() for _ in range(n_updates))]

# %% right="fit" why="all rows of all updates drawn at once, gradients cleared after the step as well as before"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    if n_updates == 0:
        return []
    rows = torch.randint(targets.numel(), (n_updates, batch_size), generator=generator)
    losses = []
    optimizer.zero_grad()
    for batch in rows.to(targets.device):
        wanted = targets[batch].view(-1, 1)
        loss = torch.mean(torch.pow(network(inputs[batch]) - wanted, 2))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.item()))
    return losses

# %% wrong="fit" why="broadcasting: values [batch, 1] less targets [batch] is a matrix of every value against every target"
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

# %% wrong="fit" why="randperm draws without replacement: the rows are drawn with replacement (and a batch may be larger than n)"
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

# %% wrong="fit" why="the generator is not used: the rows come from generator, here from torch's global one"
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

# %% wrong="fit" why="one batch is drawn and used for all updates: n_updates times, draw batch_size rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
    losses = []
    for _ in range(n_updates):
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="the last row is never drawn: from all rows"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses, top = [], max(len(inputs) - 1, 1)
    for _ in range(n_updates):
        rows = torch.randint(0, top, (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="gradients are cleared once before the loop and pile up: one step on the gradient of this update's loss"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    optimizer.zero_grad()
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="gradients are cleared after the step only: what the network held before the call goes into the first step"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="targets are drawn by a second draw: inputs and targets of different rows are paired"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []

    def draw():
        return torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)

    for _ in range(n_updates):
        values, wanted = network(inputs[draw()]).squeeze(-1), targets[draw()]
        loss = ((values - wanted) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="the loss after the step is noted: before its step is promised"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)

        def loss_now():
            return ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()

        optimizer.zero_grad()
        loss_now().backward()
        optimizer.step()
        losses.append(loss_now().item())
    return losses

# %% wrong="fit" why="the batch is cut to the number of rows: draw batch_size rows with replacement, also from fewer"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses, size = [], min(batch_size, len(inputs))
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="smooth_l1_loss instead of the mean squared error"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = 2 * nn.functional.smooth_l1_loss(network(inputs[rows]).squeeze(-1), targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% wrong="fit" why="an optimizer of its own takes the place of the given one: take one step of optimizer"
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

# %% wrong="fit" why="a list of tensors: the loss of each update as floats"
def fit(network, optimizer, inputs, targets, n_updates, batch_size, generator):
    losses = []
    for _ in range(n_updates):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator).to(inputs.device)
        loss = ((network(inputs[rows]).squeeze(-1) - targets[rows]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses
