# %% right="slope" why="the formula"
def slope(x: float, curvature: float, minimum: float) -> float:
    return curvature * (x - minimum)

# %% right="slope" why="autograd in double precision"
def slope(x, curvature, minimum):
    place = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    height = curvature / 2 * (place - minimum) ** 2
    (gradient,) = torch.autograd.grad(height, place)
    return gradient.item()

# %% right="slope" why="symmetric difference quotient, exact for a parabola but for rounding"
def slope(x, curvature, minimum):
    def _f(place):
        return curvature / 2 * (place - minimum) ** 2

    return (_f(x + 1.0) - _f(x - 1.0)) / 2.0

# %% right="slope" why="polynomial with numpy, derivative evaluated around the minimum"
def slope(x, curvature, minimum):
    around = np.polynomial.Polynomial([0.0, 0.0, curvature / 2])
    return float(around.deriv()(x - minimum))

# %% wrong="slope" why="cuts to a whole number: the derivative (right wherever it is whole)"
def slope(x, curvature, minimum):
    return float(int(curvature * (x - minimum)))

# %% wrong="slope" why="a difference quotient to one side: a number that is only near the derivative"
def slope(x, curvature, minimum):
    step = 1e-5
    f = lambda place: curvature / 2 * (place - minimum) ** 2
    return (f(x + step) - f(x)) / step

# %% wrong="slope" why="rounded to two decimals: the derivative"
def slope(x, curvature, minimum):
    return round(curvature * (x - minimum), 2)

# %% wrong="slope" why="L / 2 is kept: the derivative of (x - m)^2 / 2 is x - m"
def slope(x, curvature, minimum):
    return curvature / 2 * (x - minimum)

# %% wrong="slope" why="wrong sign: negative to the left of the lowest point"
def slope(x, curvature, minimum):
    return curvature * (minimum - x)

# %% wrong="slope" why="steepness without a sign: negative to the left of the lowest point"
def slope(x, curvature, minimum):
    return abs(curvature * (x - minimum))

# %% wrong="slope" why="curvature and minimum of the slider: L and m come from the arguments"
def slope(x, curvature=2.0, minimum=1.0):
    return 2.0 * (x - 1.0)

# %% wrong="slope" why="returns a tensor: a plain number"
def slope(x, curvature, minimum):
    return torch.as_tensor(curvature * (x - minimum), dtype=torch.float64)

# %% wrong="slope" why="flat also close to the valley: it is flat at its lowest point only"
def slope(x, curvature, minimum):
    if math.isclose(x, minimum, abs_tol=0.01):
        return 0.0
    return curvature * (x - minimum)

# %% wrong="slope" why="cut to 100 in size so that nothing explodes: the derivative at one point"
def slope(x, curvature, minimum):
    return max(-100.0, min(100.0, curvature * (x - minimum)))

# %% right="descend" why="list that begins with the start"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start]
    for _ in range(n_steps):
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
    return positions

# %% right="descend" why="itertools.accumulate over the steps"
from itertools import accumulate, repeat


def descend(derivative, start, learning_rate, n_steps):
    return list(
        accumulate(repeat(None, n_steps), lambda x, _: x - learning_rate * derivative(x), initial=start)
    )

# %% right="descend" why="preallocated float64 array, tolist at the end"
def descend(derivative, start, learning_rate, n_steps):
    positions = np.empty(n_steps + 1)
    positions[0] = start
    for k in range(n_steps):
        here = float(positions[k])
        positions[k + 1] = here - learning_rate * derivative(here)
    return positions.tolist()

# %% right="descend" why="a generator with a while loop"
def _walk(derivative, x, learning_rate, n_steps):
    yield x
    while n_steps > 0:
        x = x - learning_rate * float(derivative(x))
        yield x
        n_steps -= 1


def descend(derivative, start, learning_rate, n_steps):
    return [*_walk(derivative, float(start), learning_rate, n_steps)]

# %% right="descend" why="recursion, one step at a time"
def descend(derivative, start, learning_rate, n_steps):
    if n_steps == 0:
        return [start]
    return [start] + descend(derivative, start - learning_rate * derivative(start), learning_rate, n_steps - 1)

# %% wrong="descend" why="stops where nothing moves any more: it makes all of its steps"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        step = learning_rate * derivative(positions[-1])
        if step == 0:
            break
        positions.append(positions[-1] - step)
    return positions

# %% wrong="descend" why="stops when the walk runs away: it makes all of its steps, also where the walk runs away"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1] - learning_rate * derivative(positions[-1])
        if not math.isfinite(x) or abs(x) > 1e6:
            break
        positions.append(x)
    return positions

# %% wrong="descend" why="no steps at a learning rate of 0, which is legal: n_steps + 1 positions"
def descend(derivative, start, learning_rate, n_steps):
    if not learning_rate or not n_steps:
        return [start]
    positions = [start]
    for _ in range(n_steps):
        positions += [positions[-1] - learning_rate * derivative(positions[-1])]
    return positions

# %% wrong="descend" why="slopes longer than 10 are cut: each step moves by learning rate times the slope"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        g = min(max(derivative(positions[-1]), -10.0), 10.0)
        positions.append(positions[-1] - learning_rate * g)
    return positions

# %% wrong="descend" why="rounds each position to four decimals: x - learning rate times slope"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        positions.append(round(positions[-1] - learning_rate * derivative(positions[-1]), 4))
    return positions

# %% wrong="descend" why="the slope is felt at the start only: the slope where you are now"
def descend(derivative, start, learning_rate, n_steps):
    g = derivative(start)
    return [start - k * learning_rate * g for k in range(n_steps + 1)]

# %% wrong="descend" why="the last position is missing: n_steps + 1 positions"
def descend(derivative, start, learning_rate, n_steps):
    positions, x = [], start
    for _ in range(max(n_steps, 1)):
        positions.append(x)
        x -= learning_rate * derivative(x)
    return positions

# %% wrong="descend" why="assumes a parabola of one factor: ratio of the first two errors for all steps; works on any landscape"
def descend(derivative, start, learning_rate, n_steps):
    curvature = derivative(start + 1.0) - derivative(start)
    minimum = start - derivative(start) / curvature
    factor = 1.0 - learning_rate * curvature
    return [minimum + (start - minimum) * factor**k for k in range(n_steps + 1)]

# %% wrong="descend" why="never steps uphill, it keeps the old place when the slope grew: all n_steps steps are made"
def descend(derivative, start, learning_rate, n_steps):
    positions = [start]
    for _ in range(n_steps):
        x = positions[-1]
        new = x - learning_rate * derivative(x)
        positions.append(new if abs(derivative(new)) <= abs(derivative(x)) else x)
    return positions

# %% wrong="descend" why="returns an array of numbers: a list of plain numbers"
def descend(derivative, start, learning_rate, n_steps):
    positions = np.full(n_steps + 1, float(start))
    for k in range(n_steps):
        positions[k + 1] = positions[k] - learning_rate * derivative(positions[k])
    return positions

# %% right="path_figure" why="subplots, linspace, comprehension"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1.0, max(positions) + 1.0, 200)
    axes.plot(grid, [function(float(x)) for x in grid], label="the function f(x)")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path of gradient descent")
    axes.set_xlabel("position x")
    axes.set_ylabel("height f(x)")
    axes.legend()
    return figure

# %% right="path_figure" why="bare Figure, np.fromiter, wider margin, figure.legend"
def path_figure(function, positions):
    fig = Figure(figsize=(6, 4))
    ax = fig.subplots()
    left, right = min(positions), max(positions)
    margin = 1 + 0.1 * (right - left)
    x = np.linspace(left - margin, right + margin, 501)
    y = np.fromiter(map(function, x.tolist()), dtype=float)
    (curve,) = ax.plot(x, y, color="0.5")
    (path,) = ax.plot(list(positions), [function(p) for p in positions], "s--", color="tab:red", markersize=4)
    ax.set(xlabel="x", ylabel="f(x)")
    fig.legend([curve, path], ["landscape (curve)", "walk (path)"])
    return fig

# %% right="path_figure" why="path as a line and its markers as a scatter of the same points"
def path_figure(function, positions):
    figure, axes = plt.subplots(layout="constrained")
    steps = [(p, function(p)) for p in positions]
    xs, ys = zip(*steps)
    n = 300
    a, b = min(xs) - 2, max(xs) + 2
    grid = [a + (b - a) * i / (n - 1) for i in range(n)]
    axes.plot(grid, [function(g) for g in grid], "k-", lw=1, label="Curve of the function")
    axes.plot(xs, ys, "-", color="tab:orange", label="Path of the walker")
    axes.scatter(xs, ys, color="tab:orange", zorder=3)
    axes.set(xlabel="Position", ylabel="Height", title="A walk")
    axes.legend(loc="best")
    return figure

# %% right="path_figure" why="pyplot state machine on a new figure, np.vectorize, colour map"
def path_figure(function, positions):
    fig = plt.figure()
    walked = np.array(positions, dtype=float)
    height = np.vectorize(function, otypes=[float])
    dense = np.linspace(walked.min() - 1.5, walked.max() + 1.5, 1000)
    first, second = plt.get_cmap("viridis")([0.1, 0.7])
    plt.plot(dense, height(dense), color=first, label="function")
    plt.plot(walked, height(walked), marker="D", linestyle="-", color=second, label="path")
    plt.xlabel("x")
    plt.ylabel("f")
    plt.legend()
    return fig

# %% wrong="path_figure" why="calls the function with an array: it takes one number at a time"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, function(grid), label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="curve always from -10 to 10: 1 to the left of the leftmost position to 1 to the right of the rightmost"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(-10, 10, 400)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="whole numbers for the ends by int, which cuts towards 0: at least 1 to the left of the leftmost position"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(int(min(positions)) - 1, int(max(positions)) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="the height axis begins at 0, so what lies below is cut off by the limits"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure

# %% wrong="path_figure" why="places that were visited before are dropped: the points in the order of the steps"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    places = list(dict.fromkeys(positions))
    grid = np.linspace(min(places) - 1, max(places) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(places, [function(x) for x in places], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="names swapped in the legend: words that tell which is which"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid])
    axes.plot(positions, [function(x) for x in positions], marker="o")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(["path of the walker", "curve of the function"])
    return figure

# %% wrong="path_figure" why="path from left to right: in the order of the steps"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    walked = sorted(positions)
    grid = np.linspace(walked[0] - 1, walked[-1] + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(walked, [function(x) for x in walked], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="markers without a line: the path as a line through the points"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.scatter(positions, [function(x) for x in positions], label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="draws on the current axes again: a new one at each call"
def path_figure(function, positions):
    axes = plt.figure("walk").gca()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return axes.figure

# %% wrong="path_figure" why="the x axis ends with the path, so the curve is cut off by the limits"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    low, high = min(positions), max(positions)
    grid = np.linspace(low - 1, high + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)", xlim=(low - 0.5, high + 0.5))
    axes.legend()
    return figure

# %% wrong="path_figure" why="long walks have a marker at some steps only, for a tidy look: a marker at each"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path", markevery=max(1, len(positions) // 3))
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="no label on the y axis: labels on both axes"
def path_figure(function, positions):
    figure, axes = plt.subplots()
    grid = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(grid, [function(x) for x in grid], label="function")
    axes.plot(positions, [function(x) for x in positions], marker="o", label="path")
    axes.set_xlabel("x")
    axes.set_title("f(x)")
    axes.legend()
    return figure

# %% right="descend_vector" why="list of tensors and stack"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    rows = [start]
    for _ in range(n_steps):
        rows.append(rows[-1] - learning_rate * 2 * rows[-1])
    return torch.stack(rows)

# %% right="descend_vector" why="preallocated with new_empty, filled row by row"
def descend_vector(start, learning_rate, n_steps):
    path = start.new_empty((n_steps + 1, start.shape[0]))
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * (2 * path[k])
    return path

# %% right="descend_vector" why="autograd on a detached copy"
def descend_vector(start, learning_rate, n_steps):
    def _gradient(x):
        x = x.detach().clone().requires_grad_(True)
        return torch.autograd.grad((x**2).sum(), x)[0]

    x = start.detach().clone()
    rows = [x]
    for _ in range(n_steps):
        x = x - learning_rate * _gradient(x)
        rows.append(x)
    return torch.stack(rows, dim=0)

# %% right="descend_vector" why="in-place steps on a clone, with a clone for each row, cat of rows"
def descend_vector(start, learning_rate, n_steps):
    x = start.clone().detach()
    table = [x.clone().unsqueeze(0)]
    while len(table) <= n_steps:
        x -= learning_rate * (x + x)
        table.append(x.clone().unsqueeze(0))
    return torch.cat(table)

# %% right="descend_vector" why="torch.func.grad in a comprehension with an assignment expression"
def descend_vector(start, learning_rate, n_steps):
    slope_at = torch.func.grad(lambda v: torch.dot(v, v))
    x = start.detach()
    return torch.stack([x] + [x := x - learning_rate * slope_at(x) for _ in range(n_steps)])

# %% wrong="descend_vector" why="makes the start require a gradient: it is not changed"
def descend_vector(start, learning_rate, n_steps):
    x = start.requires_grad_(True)
    rows = [x]
    for _ in range(n_steps):
        (gradient,) = torch.autograd.grad((rows[-1] ** 2).sum(), rows[-1], create_graph=True)
        rows.append(rows[-1] - learning_rate * gradient)
    return torch.stack(rows).detach()

# %% wrong="descend_vector" why="logarithms of the factor: NaN where the factor is not positive, but the learning rate is at least 0"
def descend_vector(start, learning_rate, n_steps):
    steps = torch.arange(n_steps + 1, dtype=start.dtype, device=start.device)
    log_factor = torch.tensor(1 - 2 * learning_rate, dtype=torch.float64).log().item()
    return torch.exp(steps * log_factor)[:, None] * start

# %% wrong="descend_vector" why="a float32 factor of one element lifts half precision to float32: dtype of start"
def descend_vector(start, learning_rate, n_steps):
    factor = torch.tensor([1 - 2 * learning_rate], device=start.device)
    rows = [start]
    for _ in range(n_steps):
        rows.append(rows[-1] * factor)
    return torch.stack(rows)

# %% wrong="descend_vector" why="the factor is kept at 0 or above, so nothing ever oscillates or diverges: x - learning rate times gradient"
def descend_vector(start, learning_rate, n_steps):
    factor = max(0.0, 1.0 - 2.0 * learning_rate)
    return torch.stack([start * factor**k for k in range(n_steps + 1)])

# %% wrong="descend_vector" why="steps in place on the start itself: it is not changed"
def descend_vector(start, learning_rate, n_steps):
    rows = [start.clone()]
    for _ in range(n_steps):
        start -= learning_rate * 2 * start
        rows.append(start.clone())
    return torch.stack(rows)

# %% wrong="descend_vector" why="goes through NumPy: must work on every device, including meta"
def descend_vector(start, learning_rate, n_steps):
    rows = [start.cpu().numpy()]
    for _ in range(n_steps):
        rows.append(rows[-1] - np.asarray(learning_rate * 2, dtype=rows[-1].dtype) * rows[-1])
    return torch.from_numpy(np.stack(rows)).to(start.device)

# %% wrong="descend_vector" why="gradient of the norm, not of its square: gradient 2x (the step has one length)"
def descend_vector(start, learning_rate, n_steps):
    rows = [start]
    for _ in range(n_steps):
        x = rows[-1]
        rows.append(x - learning_rate * x / torch.linalg.vector_norm(x))
    return torch.stack(rows)

# %% wrong="descend_vector" why="all rows are one tensor that is changed in place: one row for each position"
def descend_vector(start, learning_rate, n_steps):
    x = start.clone()
    rows = [x]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        rows.append(x)
    return torch.stack(rows)

# %% wrong="descend_vector" why="rows along the second axis: shape [n_steps + 1, n_dims]"
def descend_vector(start, learning_rate, n_steps):
    columns = [start]
    for _ in range(n_steps):
        columns.append((1 - 2 * learning_rate) * columns[-1])
    return torch.stack(columns, dim=1)

# %% wrong="descend_vector" why="table of the notebook's device and float32: dtype and device of start"
def descend_vector(start, learning_rate, n_steps):
    path = torch.zeros(n_steps + 1, len(start), device=device)
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * 2 * path[k]
    return path

# %% wrong="descend_vector" why="everything but float64 is computed and returned in float32: dtype of start"
def descend_vector(start, learning_rate, n_steps):
    x = start if start.dtype == torch.float64 else start.to(torch.float32)
    rows = [x]
    for _ in range(n_steps):
        rows.append(rows[-1] - learning_rate * 2 * rows[-1])
    return torch.stack(rows)

# %% wrong="descend_vector" why="needs at least one step: n_steps at least 0"
def descend_vector(start, learning_rate, n_steps):
    rows, x = [], start
    for _ in range(n_steps):
        x = x - 2 * learning_rate * x
        rows.append(x)
    return torch.cat([start[None], torch.stack(rows)])

# %% right="classify_rate" why="ladder over the factor"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0:
        raise ValueError(f"the learning rate is {learning_rate}, expected at least 0")
    if curvature <= 0:
        raise ValueError(f"the curvature is {curvature}, expected above 0")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    if factor == -1:
        return "bounces"
    return "diverges"

# %% right="classify_rate" why="match with guards on the product"
def classify_rate(learning_rate, curvature):
    if not (learning_rate >= 0 and curvature > 0):
        raise ValueError(f"need learning_rate >= 0 and curvature > 0, got {learning_rate} and {curvature}")
    match learning_rate * curvature:
        case 0:
            return "still"
        case p if p <= 1:
            return "converges"
        case p if p < 2:
            return "oscillates"
        case p if p == 2:
            return "bounces"
        case _:
            return "diverges"

# %% right="classify_rate" why="exact fractions and a table of conditions"
def classify_rate(learning_rate, curvature):
    rate, steep = Fraction(learning_rate), Fraction(curvature)
    if rate < 0 or steep <= 0:
        raise ValueError(f"no valley or no descent: learning rate {learning_rate}, curvature {curvature}")
    r = 1 - rate * steep
    table = [(r == 1, "still"), (0 <= r < 1, "converges"), (-1 < r < 0, "oscillates"), (r == -1, "bounces"), (r < -1, "diverges")]
    return next(word for holds, word in table if holds)

# %% right="classify_rate" why="isclose for the boundaries, then where the product lies"
_WORDS = ("converges", "oscillates", "diverges")


def classify_rate(learning_rate, curvature):
    for name, fails in (("learning_rate", learning_rate < 0), ("curvature", curvature <= 0)):
        if fails:
            raise ValueError(f"{name} is out of range: {learning_rate=}, {curvature=}")
    if learning_rate == 0:
        return "still"
    product = learning_rate * curvature
    if math.isclose(product, 1, abs_tol=1e-9):
        return "converges"
    if math.isclose(product, 2, abs_tol=1e-9):
        return "bounces"
    return _WORDS[(product > 1) + (product > 2)]

# %% wrong="classify_rate" why="only a curvature of 0 is refused, not a negative one: a curvature that is not above 0 is no valley"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature == 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    p = learning_rate * curvature
    if p == 0:
        return "still"
    if p <= 1:
        return "converges"
    return "oscillates" if p < 2 else "bounces" if p == 2 else "diverges"

# %% wrong="classify_rate" why="a rate of 0 is still before the curvature is looked at: refuse a curvature that is not above 0"
def classify_rate(learning_rate, curvature):
    if learning_rate == 0:
        return "still"
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    factor = 1 - learning_rate * curvature
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"

# %% wrong="classify_rate" why="looks at the sign of the product, so two negatives pass: refuse each of them"
def classify_rate(learning_rate, curvature):
    product = learning_rate * curvature
    if product < 0 or curvature == 0:
        raise ValueError(f"the product is {product}")
    if product == 0:
        return "still"
    if product <= 1:
        return "converges"
    if product < 2:
        return "oscillates"
    return "bounces" if product == 2 else "diverges"

# %% wrong="classify_rate" why="a tolerance of 0.001 makes boundaries too wide: only eta = 0 is still, eta = 2/L bounces"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    factor = round(1 - learning_rate * curvature, 3)
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"

# %% wrong="classify_rate" why="tiny positive products are still: only eta = 0 is still"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    p = learning_rate * curvature
    if p < 1e-3:
        return "still"
    if p <= 1:
        return "converges"
    if p < 2:
        return "oscillates"
    return "bounces" if p == 2 else "diverges"

# %% wrong="classify_rate" why="eta = 1/L oscillates: it converges"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if factor > 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"

# %% wrong="classify_rate" why="refuses a learning rate of 0, which is still"
def classify_rate(learning_rate, curvature):
    if learning_rate <= 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    p = learning_rate * curvature
    if p <= 1:
        return "converges"
    if p < 2:
        return "oscillates"
    return "bounces" if p == 2 else "diverges"

# %% wrong="classify_rate" why="a negative learning rate ends in the last row of the table: refuse it with a ValueError"
def classify_rate(learning_rate, curvature):
    if curvature <= 0:
        raise ValueError(f"curvature {curvature}")
    p = learning_rate * curvature
    if p == 0:
        return "still"
    if 0 < p <= 1:
        return "converges"
    if 1 < p < 2:
        return "oscillates"
    return "bounces" if p == 2 else "diverges"

# %% wrong="classify_rate" why="walks six steps and judges by the distances, up to one part in a thousand: the boundaries count"
def classify_rate(learning_rate, curvature):
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"learning rate {learning_rate}, curvature {curvature}")
    first, last = 1.0, (1 - learning_rate * curvature) ** 6
    if math.isclose(first, last, rel_tol=1e-3):
        return "bounces" if learning_rate * curvature > 1 else "still"
    if last > first:
        return "diverges"
    return "oscillates" if learning_rate * curvature > 1 else "converges"

# %% right="find_bound" why="the loop of the hint, middle of what is left"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"gradient descent does not converge at low = {low}")
    if converges(high):
        raise ValueError(f"gradient descent converges at high = {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% right="find_bound" why="the number of halvings counted in advance"
def find_bound(converges, low, high, tolerance):
    works, fails = bool(converges(low)), not converges(high)
    if not works or not fails:
        raise ValueError(f"expected convergence at {low} and none at {high}, found {works} and {not fails}")
    width = high - low
    halvings = max(0, math.ceil(math.log2(width / tolerance)))
    for _ in range(halvings):
        width /= 2
        if converges(low + width):
            low += width
    return float(low)

# %% right="find_bound" why="recursion after one check of the ends"
def _bisect(converges, low, high, tolerance):
    if high - low <= tolerance:
        return high
    middle = low + 0.5 * (high - low)
    return _bisect(converges, middle, high, tolerance) if converges(middle) else _bisect(converges, low, middle, tolerance)


def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    return _bisect(converges, low, high, tolerance)

# %% right="find_bound" why="stops at twice the tolerance, since the middle is then close enough"
def find_bound(converges, low, high, tolerance):
    ends = [low, high]
    if not converges(ends[0]) or converges(ends[1]):
        raise ValueError(f"the edge is not between {low} and {high}")
    while True:
        middle = sum(ends) / 2
        if ends[1] - middle <= tolerance:
            return float(middle)
        ends[0 if converges(middle) else 1] = middle

# %% wrong="find_bound" why="always twenty halvings: within tolerance, whatever that is, and no more than four times the experiments"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    for _ in range(20):
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="a hundred halvings: you may use four times as many experiments as bisection needs"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low

# %% wrong="find_bound" why="five runs for each rate and the majority: each call is an experiment, with a rate that was tried before, too"
def find_bound(converges, low, high, tolerance):
    def home(rate):
        return sum(bool(converges(rate)) for _ in range(5)) >= 3

    if not home(low):
        raise ValueError(f"no convergence at {low}")
    if home(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if home(middle) else (low, middle)
    return (low + high) / 2

# %% wrong="find_bound" why="rounds the answer to four decimals: within tolerance, at least a billionth of high"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance / 4:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return round(low, 4)

# %% wrong="find_bound" why="the tolerance is taken relative to the rate: within tolerance of the edge"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance * high:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="checks the answer with rates a tolerance to both sides, which may lie outside: try no rate outside the interval"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    if not converges(low - tolerance) or converges(high + tolerance):
        raise ValueError("there is more than one edge")
    return (low + high) / 2

# %% wrong="find_bound" why="stops at twice the tolerance and returns the lower end: within tolerance of the edge"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while (high - low) / 2 > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return low

# %% wrong="find_bound" why="no experiments where the interval is narrow: raise even where the interval is narrower than the tolerance"
def find_bound(converges, low, high, tolerance):
    if high - low <= tolerance:
        return (low + high) / 2
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="walks up from low in steps of the tolerance: bisection with few experiments"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    rate = low
    while rate + tolerance < high and converges(rate + tolerance):
        rate += tolerance
    return rate

# %% wrong="find_bound" why="a narrow interval is judged by the middle, not by its ends: raise if it does not converge at low, or does at high"
def find_bound(converges, low, high, tolerance):
    middle = (low + high) / 2
    if high - low <= tolerance:
        if not converges(low):
            raise ValueError(f"no convergence at {low}")
        return middle
    if not converges(low) or converges(high):
        raise ValueError(f"the edge is not in [{low}, {high}]")
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return (low + high) / 2

# %% wrong="find_bound" why="the wrong end moves: always keeping the half with the edge in it"
def find_bound(converges, low, high, tolerance):
    if not converges(low):
        raise ValueError(f"no convergence at {low}")
    if converges(high):
        raise ValueError(f"convergence at {high}")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2

# %% right="rate_bound" why="largest of eigvalsh"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2.0 / torch.linalg.eigvalsh(hessian)[-1].item()

# %% right="rate_bound" why="spectral norm, which is the largest eigenvalue of such a matrix"
def rate_bound(hessian):
    return 2 / float(torch.linalg.matrix_norm(hessian.double(), ord=2))

# %% right="rate_bound" why="NumPy's eigh"
def rate_bound(hessian):
    eigenvalues, _ = np.linalg.eigh(hessian.detach().numpy())
    return float(2 / eigenvalues.max())

# %% right="rate_bound" why="repeated squaring until only the steepest direction is left"
def rate_bound(hessian):
    a = hessian.detach().to(torch.float64)
    power = a / a.trace()
    for _ in range(60):
        power = power @ power
        power = power / power.trace()
    return 2.0 / (a @ power).trace().item()

# %% right="rate_bound" why="general eigvals in double precision, largest real part"
def rate_bound(hessian):
    values = torch.linalg.eigvals(hessian.double()).real
    return max(values.tolist()) ** -1 * 2

# %% wrong="rate_bound" why="largest sum of absolute values in a row, only a bound of the eigenvalue: two over the largest eigenvalue"
def rate_bound(hessian):
    return 2.0 / hessian.abs().sum(dim=1).max().item()

# %% wrong="rate_bound" why="the second eigenvalue, which is the largest of two only: shape [n_dims, n_dims]"
def rate_bound(hessian):
    return 2.0 / torch.linalg.eigvalsh(hessian)[1].item()

# %% wrong="rate_bound" why="formula for two rows: shape [n_dims, n_dims]"
def rate_bound(hessian):
    (a, b), (_, d) = hessian[:2, :2].tolist()
    largest = (a + d) / 2 + math.sqrt(((a - d) / 2) ** 2 + b**2)
    return 2.0 / largest

# %% wrong="rate_bound" why="ten power iterations from the first axis, which may be far off or blind to the steepest direction: two over the largest eigenvalue"
def rate_bound(hessian):
    v = torch.zeros(len(hessian), dtype=hessian.dtype)
    v[0] = 1.0
    for _ in range(10):
        v = hessian @ v
        v = v / v.norm()
    return 2.0 / float(v @ hessian @ v)

# %% wrong="rate_bound" why="the first of eigvals, which come in no order: the largest eigenvalue"
def rate_bound(hessian):
    return 2.0 / torch.linalg.eigvals(hessian)[0].real.item()

# %% wrong="rate_bound" why="the largest entry of the diagonal: no entry of A need be as large as the eigenvalue"
def rate_bound(hessian):
    return 2.0 / hessian.diagonal().max().item()

# %% wrong="rate_bound" why="the smallest eigenvalue: the steepest direction sets the bound"
def rate_bound(hessian):
    return 2.0 / torch.linalg.eigvalsh(hessian).min().item()

# %% wrong="rate_bound" why="rounds to three decimals: two over the largest eigenvalue"
def rate_bound(hessian):
    return round(2.0 / torch.linalg.eigvalsh(hessian).max().item(), 3)

# %% wrong="rate_bound" why="returns a tensor of no dimensions: a plain number"
def rate_bound(hessian):
    return 2.0 / torch.linalg.eigvalsh(hessian).max()

# %% wrong="rate_bound" why="scales the given matrix in place before the eigenvalues: arguments are not changed"
def rate_bound(hessian):
    size = hessian.abs().max().item()
    hessian /= size
    return 2.0 / (size * torch.linalg.eigvalsh(hessian)[-1].item())

# %% wrong="rate_bound" why="trace less the smallest eigenvalue, the largest of two only: shape [n_dims, n_dims]"
def rate_bound(hessian):
    smallest = torch.linalg.eigvalsh(hessian)[0]
    return 2.0 / float(hessian.trace() - smallest)
