# %% right="slope" why="the plain formula, factors the other way round"
def slope(x: float, curvature: float, minimum: float) -> float:
    error = x - minimum
    return error * curvature

# %% right="slope" why="autograd in float64, brought back with item"
def slope(x: float, curvature: float, minimum: float) -> float:
    with torch.enable_grad():
        place = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
        (gradient,) = torch.autograd.grad(parabola(place, curvature, minimum), place)
    return gradient.item()

# %% right="slope" why="two branches, left and right of the valley, each with its own sign"
def slope(x: float, curvature: float, minimum: float) -> float:
    distance = abs(x - minimum)
    if x < minimum:
        return -curvature * distance
    return curvature * distance

# %% right="slope" why="exact fractions, rounded once at the end"
def slope(x: float, curvature: float, minimum: float) -> float:
    m, place = Fraction(minimum), Fraction(x)
    return float(Fraction(curvature) * (place - m))

# %% wrong="slope" why="points downhill: violates negative to the left of the lowest point, positive to the right"
def slope(x: float, curvature: float, minimum: float) -> float:
    return curvature * (minimum - x)

# %% wrong="slope" why="keeps the half of the parabola: not the derivative of curvature / 2 * (x - minimum) ** 2"
def slope(x: float, curvature: float, minimum: float) -> float:
    return curvature / 2 * (x - minimum)

# %% wrong="slope" why="brackets forgotten, L x - m: not the derivative unless L is 1"
def slope(x: float, curvature: float, minimum: float) -> float:
    return curvature * x - minimum

# %% wrong="slope" why="left is read as x below 0: between 0 and m the sign is wrong, though negative to the left of the lowest point"
def slope(x: float, curvature: float, minimum: float) -> float:
    steepness = curvature * abs(x - minimum)
    if x < 0:
        return -steepness
    return steepness

# %% wrong="slope" why="a difference quotient to one side, off by L/2 * 1e-3: not the derivative, and not 0 at the lowest point"
def slope(x: float, curvature: float, minimum: float) -> float:
    def f(x):
        return curvature / 2 * (x - minimum) ** 2

    h = 1e-3
    return (f(x + h) - f(x)) / h

# %% wrong="slope" why="autograd in float32: at x = 16777217, m = 16777216 it says 0 to the right of the lowest point"
def slope(x: float, curvature: float, minimum: float) -> float:
    t = torch.tensor(float(x), requires_grad=True)
    parabola(t, curvature, minimum).backward()
    return t.grad.item()

# %% wrong="slope" why="returns a tensor, where a float is promised"
def slope(x: float, curvature: float, minimum: float) -> float:
    x = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    f = curvature / 2 * (x - minimum) ** 2
    f.backward()
    return x.grad

# %% wrong="slope" why="steepness without a sign: violates negative to the left of the lowest point"
def slope(x: float, curvature: float, minimum: float) -> float:
    return curvature * math.sqrt((x - minimum) ** 2)

# %% right="descend" why="a list that grows, the position in a variable"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    x = float(start)
    positions = [x]
    for _ in range(n_steps):
        x -= learning_rate * derivative(x)
        positions.append(x)
    return positions

# %% right="descend" why="itertools.accumulate with an initial value"
from itertools import accumulate


def descend(derivative, start, learning_rate, n_steps):
    def _step(x: float, _number: int) -> float:
        return x - learning_rate * derivative(x)

    return list(accumulate(range(n_steps), _step, initial=start))

# %% right="descend" why="a generator as a helper, cut with islice"
import itertools as it


def _walk(derivative, x, rate):
    while True:
        yield x
        x = x - rate * derivative(x)


def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    return list(it.islice(_walk(derivative, start, learning_rate), n_steps + 1))

# %% right="descend" why="list of the full length first, filled by index in a while loop"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start] * (n_steps + 1)
    k = 0
    while k < n_steps:
        here = positions[k]
        positions[k + 1] = here - learning_rate * derivative(here)
        k += 1
    return positions

# %% right="descend" why="a NumPy array filled by index, made into a list at the end"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    path = np.empty(n_steps + 1, dtype=np.float64)
    path[0] = start
    for k in range(1, n_steps + 1):
        before = float(path[k - 1])
        path[k] = before - learning_rate * derivative(before)
    return path.tolist()

# %% wrong="descend" why="recursive: crashes on a few thousand steps, though Number of steps, at least 0, has no upper end"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    if n_steps == 0:
        return [start]
    following = start - learning_rate * derivative(start)
    return [start] + descend(derivative, following, learning_rate, n_steps - 1)

# %% wrong="descend" why="feels the slope once, at the start: not x - eta f'(x) where you are now"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start]
    step = learning_rate * derivative(start)
    for _ in range(n_steps):
        positions.append(positions[-1] - step)
    return positions

# %% wrong="descend" why="leaves the start out: all positions, the start included"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = []
    x = start
    for _ in range(n_steps):
        x = x - learning_rate * derivative(x)
        positions.append(x)
    return positions

# %% wrong="descend" why="stops when it has arrived: not the n_steps + 1 positions"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start]
    for _ in range(n_steps):
        gradient = derivative(positions[-1])
        if abs(gradient) < 1e-10:
            break
        positions.append(positions[-1] - learning_rate * gradient)
    return positions

# %% wrong="descend" why="returns an array, where list[float] is promised"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = np.zeros(n_steps + 1)
    positions[0] = start
    for k in range(n_steps):
        positions[k + 1] = positions[k] - learning_rate * derivative(positions[k])
    return positions

# %% wrong="descend" why="returns the start alone for a learning rate of 0: not the n_steps + 1 positions"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    if not learning_rate:
        return [start]
    positions = [start]
    for _ in range(n_steps):
        positions += [positions[-1] - learning_rate * derivative(positions[-1])]
    return positions

# %% wrong="descend" why="gives up where it runs away beyond 1e6: not the n_steps + 1 positions"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    x = start
    positions = [x]
    for _ in range(n_steps):
        x = x - learning_rate * derivative(x)
        positions.append(x)
        if abs(x) > 1e6:  # diverged
            return positions
    return positions

# %% wrong="descend" why="rounds each position to four digits and walks on from there: not x - eta f'(x)"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    x = start
    positions = [x]
    for _ in range(n_steps):
        x = round(x - learning_rate * derivative(x), 4)
        positions.append(x)
    return positions

# %% wrong="descend" why="knows one landscape only: the slope comes in as a function, so that your loop works on any landscape"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start]
    for k in range(n_steps):
        positions.append(positions[k] - learning_rate * 2 * (positions[k] - 1))
    return positions

# %% wrong="descend" why="makes one step at least: for no steps there is one position, the start"
def descend(
    derivative: Callable[[float], float],
    start: float,
    learning_rate: float,
    n_steps: int,
) -> list[float]:
    positions = [start]
    while True:
        positions.append(positions[-1] - learning_rate * derivative(positions[-1]))
        if len(positions) > n_steps:
            return positions

# %% right="path_figure" why="plt.subplots and two calls of plot"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    xs = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(xs, [function(x) for x in xs], label="function")
    axes.plot(positions, [function(x) for x in positions], "o-", label="path")
    axes.set_xlabel("x")
    axes.set_ylabel("f(x)")
    axes.legend()
    return figure

# %% right="path_figure" why="a bare Figure without pyplot, wider margin, a legend of the figure, path drawn before the curve"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    page = Figure(figsize=(5.0, 3.5), layout="constrained")
    ax = page.add_subplot(1, 1, 1)
    heights = [function(p) for p in positions]
    ax.plot(list(positions), heights, color="crimson", marker="s", ls=":", zorder=3, label="steps of gradient descent")
    margin = max(1.5, 0.2 * (max(positions) - min(positions)))
    wide = np.linspace(min(positions) - margin, max(positions) + margin, 501)
    ax.plot(wide, np.fromiter((function(float(w)) for w in wide), dtype=float), color="0.3", label="landscape f")
    ax.set(xlabel="position $x$", ylabel="height $f(x)$")
    page.legend(loc="outside upper center", ncols=2)
    return page

# %% right="path_figure" why="state machine of pyplot in a new figure, colours from a colour map, torch.linspace"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure = plt.figure()
    dark, light = plt.get_cmap("viridis")([0.1, 0.7])
    places = torch.linspace(min(positions) - 1.001, max(positions) + 1.001, 300, dtype=torch.float64).tolist()
    plt.plot(places, list(map(function, places)), color=dark, lw=1)
    plt.plot(positions, list(map(function, positions)), color=light, marker="D", markersize=5)
    plt.xlabel("x")
    plt.ylabel("height")
    plt.legend(["the curve", "the path"])
    plt.close(figure)
    return figure

# %% right="path_figure" why="a line without markers and a scatter on it for the path, handles given to the legend"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    def f_of(many):
        return [function(float(one)) for one in many]

    figure, axes = plt.subplots(figsize=(6, 4))
    left, right = min(positions) - 1, max(positions) + 1
    n_points = 150
    grid = [left + (right - left) * k / (n_points - 1) for k in range(n_points - 1)] + [right]
    (curve,) = axes.plot(grid, f_of(grid), color="tab:blue")
    (line,) = axes.plot(positions, f_of(positions), color="tab:red", linewidth=1.0)
    axes.scatter(positions, f_of(positions), color="tab:red", s=25)
    axes.legend([curve, line], ["f", "the walk"], loc="best")
    axes.set_xlabel("position")
    axes.set_ylabel("height above the position")
    return figure

# %% right="path_figure" why="a line collection for the curve, markers without a line plus a line for the path in one colour"
from matplotlib.collections import LineCollection


def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(np.min(positions) - 2.0, np.max(positions) + 2.0, 256)
    y = np.array([function(float(value)) for value in x])
    axes.add_collection(LineCollection([np.column_stack([x, y])], colors="darkgreen", label="f(x)"))
    axes.plot(positions, [function(p) for p in positions], color="darkorange", marker="o", label="gradient descent")
    axes.autoscale_view()
    axes.set(xlabel="x", ylabel="f(x)", title="A walk")
    axes.legend()
    return figure

# %% right="path_figure" why="the path in pieces, one plot call for each step, with the label on the markers' line"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure = plt.figure()
    axes = figure.add_axes((0.12, 0.12, 0.8, 0.8))
    lo, hi = sorted(positions)[0], sorted(positions)[-1]
    x = np.linspace(lo - 1, hi + 1, 1000)
    axes.plot(x, np.vectorize(function, otypes=[float])(x), "k-", label="curve")
    nodes = [(p, function(p)) for p in positions]
    axes.plot(*zip(*nodes[:2]), "r-o", label="path")
    for one, two in zip(nodes[1:], nodes[2:]):
        axes.plot([one[0], two[0]], [one[1], two[1]], "r-o")
    axes.set_xlabel("x")
    axes.set_ylabel("y = f(x)")
    axes.legend(loc="upper left", framealpha=0.5)
    return figure

# %% wrong="path_figure" why="calls the function with an array: the function takes one number at a time (it may use math)"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, function(x), label="curve")
    p = np.array(positions)
    axes.plot(p, function(p), marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="linspace's default of 50 points: a line of at least 100 points"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="a fixed range from -5 to 5: not at least 1 beyond positions that lie further out"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(-5, 5, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="the margin is the width of the walk: below 1 for a short walk, 0 for a single position"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    margin = max(positions) - min(positions)
    x = np.linspace(min(positions) - margin, max(positions) + margin, 300)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="int cuts the ends: for 2.7 the curve ends at 3, not at least 1 to the right of the rightmost position"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(int(min(positions)) - 1, int(max(positions)) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="the limits cut the view at the walk: of the curve nothing is seen 1 to the left and 1 to the right"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    low, high = min(positions), max(positions)
    x = np.linspace(low - 1, high + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)", xlim=(low - 0.1, high + 0.1))
    axes.legend()
    return figure

# %% wrong="path_figure" why="the names in the legend are exchanged: a legend that names curve and path"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(positions, [function(v) for v in positions], marker="o")
    axes.plot(x, [function(v) for v in x])
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend(["curve", "path"])
    return figure

# %% wrong="path_figure" why="labels but no call of legend: a legend that names curve and path"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    return figure

# %% wrong="path_figure" why="sorts the caller's list to find its ends: the argument is changed, and the path is not in the order of the steps"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    positions.sort()
    x = np.linspace(positions[0] - 1, positions[-1] + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="draws into the figure that is there: a new one at each call"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    axes = plt.gca()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return plt.gcf()

# %% wrong="path_figure" why="the path as separate steps from zip: for a single position nothing, though a marker at each is asked, and at least one position"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], color="C0", label="curve")
    for k, (a, b) in enumerate(zip(positions, positions[1:])):
        axes.plot([a, b], [function(a), function(b)], "o-", color="C1", label="path" if k == 0 else None)
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="markers alone: the path as a line through the points"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.scatter(positions, [function(v) for v in positions], color="red", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="arange stops before its end: the curve does not reach 1 to the right of the rightmost position"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.arange(min(positions) - 1, max(positions) + 1, 0.01)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="the same label for both: a legend that names curve and path"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="f(x)")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="f(x)")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="no label on the y axis: labels on both axes"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", label="path")
    axes.set_xlabel("x")
    axes.set_title("f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="marks the first and the last position only: a marker at each"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(positions, [function(v) for v in positions], marker="o", markevery=[0, -1], label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="thins out a long walk to every tenth position: through the points, with a marker at each"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    shown = positions if len(positions) < 50 else positions[::10]
    axes.plot(shown, [function(v) for v in shown], marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% wrong="path_figure" why="curve and path in two panels: in one pair of axes"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, (left, right) = plt.subplots(1, 2)
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    left.plot(x, [function(v) for v in x], label="curve")
    right.plot(positions, [function(v) for v in positions], marker="o", label="path")
    for axes in (left, right):
        axes.set(xlabel="x", ylabel="f(x)")
        axes.legend()
    return figure

# %% wrong="path_figure" why="the path goes from step to step, not through the points (x_k, f(x_k))"
def path_figure(
    function: Callable[[float], float], positions: Sequence[float]
) -> Figure:
    figure, axes = plt.subplots()
    x = np.linspace(min(positions) - 1, max(positions) + 1, 200)
    axes.plot(x, [function(v) for v in x], label="curve")
    axes.plot(range(len(positions)), positions, marker="o", label="path")
    axes.set(xlabel="x", ylabel="f(x)")
    axes.legend()
    return figure

# %% right="descend_vector" why="a list of new tensors, stacked"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    x = start
    rows = [x]
    for _ in range(n_steps):
        x = x - learning_rate * 2 * x
        rows.append(x)
    return torch.stack(rows)

# %% right="descend_vector" why="a table made first by new_empty, rows filled in place"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    table = start.new_empty((n_steps + 1, start.shape[0]))
    table[0] = start
    for k in range(n_steps):
        gradient = 2 * table[k]
        table[k + 1] = table[k] - learning_rate * gradient
    return table

# %% right="descend_vector" why="in-place steps on a copy, a copy of it kept each time"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    with torch.no_grad():
        walker = start.clone()
        seen = [walker.clone()]
        for _ in range(n_steps):
            walker.sub_(2.0 * walker, alpha=learning_rate)
            seen.append(walker.clone())
        return torch.stack(seen, dim=0)

# %% right="descend_vector" why="accumulate over the contraction factor, rows joined by vstack"
import functools
from itertools import accumulate, repeat


def _shrink(x, factor):
    return x * factor


def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    factor = 1 - 2 * learning_rate
    walk = accumulate(repeat(factor, n_steps), _shrink, initial=start)
    return torch.vstack(tuple(walk))

# %% right="descend_vector" why="gradient from autograd, so that any function would do"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    def gradient_at(place):
        with torch.enable_grad():
            leaf = place.detach().clone().requires_grad_()
            (slope_there,) = torch.autograd.grad((leaf**2).sum(), leaf)
        return slope_there

    positions = [start.detach().clone()]
    while len(positions) <= n_steps:
        here = positions[-1]
        positions.append(here - learning_rate * gradient_at(here))
    return torch.stack(positions)

# %% wrong="descend_vector" why="steps on the start itself, which is not to be changed; the table is right"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    x = start
    rows = [x.clone()]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        rows.append(x.clone())
    return torch.stack(rows)

# %% wrong="descend_vector" why="keeps one tensor n + 1 times, all rows alike: Positions from start on"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    x = start.clone()
    rows = [x]
    for _ in range(n_steps):
        x -= learning_rate * 2 * x
        rows.append(x)
    return torch.stack(rows)

# %% wrong="descend_vector" why="powers by a tensor of the default dtype: float16 becomes float32, float64 loses digits; dtype of start"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    powers = (1 - 2 * learning_rate) ** torch.arange(n_steps + 1, device=start.device)
    return powers[:, None] * start

# %% wrong="descend_vector" why="stacks the steps without the start first, which fails for no steps: Number of steps, at least 0"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    rows = []
    x = start
    for _ in range(n_steps):
        x = x - 2 * learning_rate * x
        rows.append(x)
    return torch.cat([start[None], torch.stack(rows)])

# %% wrong="descend_vector" why="one row for a learning rate of 0: shape [n_steps + 1, n_dims]"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    if learning_rate == 0:
        return start.clone().unsqueeze(0)
    path = start.clone().unsqueeze(0)
    for _ in range(n_steps):
        path = torch.cat([path, path[-1:] - learning_rate * 2 * path[-1:]])
    return path

# %% wrong="descend_vector" why="the gradient without its 2: not gradient descent on the squared norm"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    rows = [start]
    for _ in range(n_steps):
        rows.append(rows[-1] - learning_rate * rows[-1])
    return torch.stack(rows)

# %% wrong="descend_vector" why="goes through Python numbers: default dtype, on the CPU, and nothing at all on meta"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    x = start.tolist()
    rows = [x]
    for _ in range(n_steps):
        x = [v - learning_rate * 2 * v for v in x]
        rows.append(x)
    return torch.tensor(rows)

# %% wrong="descend_vector" why="stacked as columns: shape [n_steps + 1, n_dims]"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    rows = [start]
    for _ in range(n_steps):
        rows.append(rows[-1] - 2 * learning_rate * rows[-1])
    return torch.stack(rows, dim=1)

# %% wrong="descend_vector" why="gradient of the mean of squares, 2x / n: not that of the squared norm"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    rows = [start]
    for _ in range(n_steps):
        x = rows[-1].detach().clone().requires_grad_()
        x.square().mean().backward()
        rows.append(x.detach() - learning_rate * x.grad)
    return torch.stack(rows)

# %% wrong="descend_vector" why="the table is on the CPU always: on the device of start"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    path = torch.zeros(n_steps + 1, len(start), dtype=start.dtype)
    if start.device.type == "meta":
        return path
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * 2 * path[k]
    return path

# %% wrong="descend_vector" why="computes in float32 on the way: a float64 start loses digits, so row 0 is not start: Positions from start on"
def descend_vector(
    start: torch.Tensor, learning_rate: float, n_steps: int
) -> torch.Tensor:
    path = torch.empty(n_steps + 1, start.numel(), device=start.device)
    path[0] = start
    for k in range(n_steps):
        path[k + 1] = path[k] - learning_rate * 2 * path[k]
    return path.to(start.dtype)

# %% right="classify_rate" why="the factor and a chain of ifs, still by the learning rate itself"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0:
        raise ValueError(f"learning_rate is {learning_rate}, expected at least 0")
    if curvature <= 0:
        raise ValueError(f"curvature is {curvature}, expected above 0")
    factor = 1 - learning_rate * curvature
    if learning_rate == 0:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    if factor == -1:
        return "bounces"
    return "diverges"

# %% right="classify_rate" why="product of rate and curvature instead of the factor, match with guards"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if not (learning_rate >= 0 and curvature > 0):
        raise ValueError(f"no valley to descend: {learning_rate=}, {curvature=}")
    match learning_rate * curvature:
        case _ if learning_rate == 0:
            return "still"
        case product if product <= 1:
            return "converges"
        case product if product < 2:
            return "oscillates"
        case product if product == 2:
            return "bounces"
        case _:
            return "diverges"

# %% right="classify_rate" why="compares the rate with 1/L and 2/L, in one expression"
def _refuse(name, value):
    raise ValueError(f"{name}: {value}")


def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0.0:
        _refuse("negative learning rate", learning_rate)
    if curvature <= 0.0:
        _refuse("curvature not above 0", curvature)
    home, edge = 1.0 / curvature, 2.0 / curvature
    return (
        "diverges" if learning_rate > edge
        else "bounces" if learning_rate == edge
        else "oscillates" if learning_rate > home
        else "converges" if learning_rate > 0
        else "still"
    )

# %% right="classify_rate" why="a table of words and conditions, first that holds"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    for is_wrong, text in (
        (learning_rate < 0, f"a learning rate of {learning_rate} climbs"),
        (curvature <= 0, f"a curvature of {curvature} is no valley"),
    ):
        if is_wrong:
            raise ValueError(text)
    r = 1 - learning_rate * curvature
    table = {
        "still": learning_rate == 0,
        "converges": 0 <= r,
        "oscillates": -1 < r < 0,
        "bounces": r == -1,
        "diverges": r < -1,
    }
    return next(word for word, holds in table.items() if holds)

# %% right="classify_rate" why="exact fractions, one simulated step"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"expected learning_rate >= 0 and curvature > 0, got {learning_rate} and {curvature}")
    if learning_rate == 0:
        return "still"
    if math.isinf(learning_rate) or math.isinf(curvature):
        return "diverges"
    before = Fraction(1)
    after = before - Fraction(learning_rate) * Fraction(curvature) * before
    if after >= 0:
        return "converges"
    if abs(after) == before:
        return "bounces"
    return "oscillates" if abs(after) < before else "diverges"

# %% wrong="classify_rate" why="says still before it looks at the curvature: a curvature that is not above 0 is refused, at rate 0 too"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate == 0:
        return "still"
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    r = 1 - learning_rate * curvature
    if r >= 0:
        return "converges"
    if r > -1:
        return "oscillates"
    if r == -1:
        return "bounces"
    return "diverges"

# %% wrong="classify_rate" why="isclose with a wide tolerance: neighbours of the boundary, one part in ten thousand away, bounce as well"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    r = 1 - learning_rate * curvature
    if learning_rate == 0:
        return "still"
    if math.isclose(r, -1.0, abs_tol=1e-3):
        return "bounces"
    if r >= 0:
        return "converges"
    return "oscillates" if r > -1 else "diverges"

# %% wrong="classify_rate" why="refuses by the sign of the product: two negative arguments pass, and rate 0 with a curvature below 0"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    product = learning_rate * curvature
    if product < 0 or curvature == 0:
        raise ValueError(f"expected a rate of at least 0 and a curvature above 0, got {learning_rate}, {curvature}")
    if product == 0:
        return "still"
    if product <= 1:
        return "converges"
    if product < 2:
        return "oscillates"
    if product == 2:
        return "bounces"
    return "diverges"

# %% wrong="classify_rate" why="1/L oscillates here: eta = 1/L still converges"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    factor = 1 - learning_rate * curvature
    if factor == 1:
        return "still"
    if 0 < factor < 1:
        return "converges"
    if -1 < factor <= 0:
        return "oscillates"
    if factor == -1:
        return "bounces"
    return "diverges"

# %% wrong="classify_rate" why="an experiment of 20 steps with a tolerance: a rate of 1e-4 / L, and rates near the bound, are named bounces"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    errors = [1.0]
    for _ in range(20):
        errors.append(errors[-1] - learning_rate * curvature * errors[-1])
    if errors[1] == errors[0]:
        return "still"
    if math.isclose(abs(errors[-1]), 1.0, rel_tol=0.01):
        return "bounces"
    if abs(errors[-1]) > 1.0:
        return "diverges"
    return "converges" if errors[1] >= 0 else "oscillates"

# %% wrong="classify_rate" why="and in place of or: a negative rate alone is not refused, nor a curvature of 0 alone"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 and curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
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

# %% wrong="classify_rate" why="factor rounded to three digits: a small rate above 0 is still, near 2/L it bounces, near 1/L it converges"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    factor = round(1 - learning_rate * curvature, 3)
    if factor == 1:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    if factor == -1:
        return "bounces"
    return "diverges"

# %% wrong="classify_rate" why="refuses with an assertion: ValueError is asked for"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    assert learning_rate >= 0 and curvature > 0, "a valley, please"
    factor = 1 - learning_rate * curvature
    if learning_rate == 0:
        return "still"
    if factor >= 0:
        return "converges"
    if factor > -1:
        return "oscillates"
    return "bounces" if factor == -1 else "diverges"

# %% wrong="classify_rate" why="a curvature of 0 counts as still, and only one below 0 is refused: not above 0 is no valley"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0:
        raise ValueError(f"learning rate {learning_rate} is negative")
    if curvature < 0:
        raise ValueError(f"curvature {curvature} is negative")
    r = 1 - learning_rate * curvature
    if r == 1:
        return "still"
    if r >= 0:
        return "converges"
    if r > -1:
        return "oscillates"
    return "bounces" if r == -1 else "diverges"

# %% wrong="classify_rate" why="2/L diverges here: eta = 2/L bounces"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError(f"bad arguments: {learning_rate}, {curvature}")
    words = ["still", "converges", "oscillates", "diverges", "bounces"]
    product = learning_rate * curvature
    return words[(product > 0) + (product > 1) + (product >= 2)]

# %% wrong="classify_rate" why="errors without a word: an error says what came (rules of part 1.1)"
def classify_rate(learning_rate: float, curvature: float) -> Behaviour:
    if learning_rate < 0 or curvature <= 0:
        raise ValueError
    r = 1 - learning_rate * curvature
    if learning_rate == 0:
        return "still"
    if r >= 0:
        return "converges"
    if r > -1:
        return "oscillates"
    return "bounces" if r == -1 else "diverges"

# %% right="find_bound" why="the loop of the hint, ends tried first, stops where no number lies between the ends"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    while high - low > tolerance:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% right="find_bound" why="number of halvings from a logarithm, width kept, returns the last rate that converged"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    ends = {low: converges(low), high: converges(high)}
    if not ends[low] or ends[high]:
        raise ValueError(f"expected that {low} converges and {high} does not, got {ends}")
    n_halvings = max(0, math.ceil(math.log2(high - low) - math.log2(tolerance)))
    best = low
    for _ in range(n_halvings):
        middle = best + (high - best) / 2
        if not best < middle < high:
            return best
        best, high = (middle, high) if converges(middle) else (best, middle)
    return best

# %% right="find_bound" why="bisect over a grid of rates finer than the tolerance, with a key"
import bisect


def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if converges(high):
        raise ValueError(f"{high} is meant not to converge, and does")
    if not converges(low):
        raise ValueError(f"{low} is meant to converge, and does not")
    n = max(1, math.ceil(min((high - low) / tolerance, 2.0**62)))

    def _rate(k: int) -> float:
        return min(low + (high - low) * (k / n), high)

    first = bisect.bisect_left(range(n), True, lo=1, key=lambda k: not converges(_rate(k)))
    return (_rate(first - 1) + _rate(first)) / 2

# %% right="find_bound" why="stops at twice the tolerance, since the middle is then near enough"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    def halve(a: float, b: float) -> tuple[float, float]:
        m = 0.5 * (a + b)
        return (m, b) if converges(m) else (a, m)

    for rate, wanted in ((low, True), (high, False)):
        if bool(converges(rate)) is not wanted:
            raise ValueError(f"at rate {rate}, expected converges to say {wanted}")
    a, b = low, high
    while b - a > 2 * tolerance and a < 0.5 * (a + b) < b:
        a, b = halve(a, b)
    return 0.5 * (a + b)

# %% wrong="find_bound" why="looks only whether the ends have moved: raises where low and high are right but narrow, or the edge is near an end"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    left, right = low, high
    while right - left > tolerance:
        middle = (left + right) / 2
        if converges(middle):
            left = middle
        else:
            right = middle
    if left == low:
        raise ValueError(f"low = {low} does not converge")
    if right == high:
        raise ValueError(f"high = {high} converges")
    return (left + right) / 2

# %% wrong="find_bound" why="always 60 halvings: more than four times as many rates as bisection needs"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    for _ in range(60):
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return low

# %% wrong="find_bound" why="walks up in steps of the tolerance: many more rates than four times what bisection needs"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    rate = low
    while rate + tolerance < high and converges(rate + tolerance):
        rate += tolerance
    return rate + tolerance / 2

# %% wrong="find_bound" why="a tolerance relative to high: an edge at 100 is off by up to 50 times the tolerance"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    while (high - low) / high > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="makes sure of the answer at both sides: tries rates outside the interval where the edge is near an end"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    edge = (low + high) / 2
    if not converges(edge - tolerance) or converges(edge + tolerance):
        raise ValueError(f"no edge at {edge}")
    return edge

# %% wrong="find_bound" why="tries each rate five times for a majority: more than four times as many rates as bisection needs"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    def vote(rate):
        return sum(bool(converges(rate)) for _ in range(5)) >= 3

    if not vote(low):
        raise ValueError(f"low = {low} does not converge")
    if vote(high):
        raise ValueError(f"high = {high} converges")
    while high - low > tolerance:
        middle = (low + high) / 2
        if vote(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="a grid of 31 rates at each round: more than four times as many rates as bisection needs"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low) or converges(high):
        raise ValueError(f"the edge is not between {low} and {high}")
    while high - low > tolerance:
        rates = np.linspace(low, high, 31)
        works = [rate for rate in rates if converges(float(rate))]
        fails = [rate for rate in rates if rate not in works]
        low, high = float(max(works)), float(min(fails))
    return (low + high) / 2

# %% wrong="find_bound" why="a narrow interval returns before the ends are tried: ValueError however narrow the interval is"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if high - low <= tolerance:
        return (low + high) / 2
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    middle = (low + high) / 2
    if converges(middle):
        return find_bound(converges, middle, high, tolerance)
    return find_bound(converges, low, middle, tolerance)

# %% wrong="find_bound" why="keeps the half without the edge: always keeping the half with the edge in it"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2

# %% wrong="find_bound" why="stops at twice the tolerance and returns an end, up to two tolerances away: A rate within tolerance of the edge"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    while high - low > 2 * tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return high

# %% wrong="find_bound" why="twelve halvings whatever the tolerance: until you know the edge to within tolerance"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    if converges(high):
        raise ValueError(f"high = {high} converges")
    for _ in range(12):
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% wrong="find_bound" why="the high end is not tried: raise a ValueError if high does converge"
def find_bound(
    converges: Callable[[float], bool], low: float, high: float, tolerance: float
) -> float:
    if not converges(low):
        raise ValueError(f"low = {low} does not converge")
    while high - low > tolerance:
        middle = (low + high) / 2
        if converges(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2

# %% right="rate_bound" why="eigvalsh, the last one"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / torch.linalg.eigvalsh(hessian)[-1].item()

# %% right="rate_bound" why="NumPy's eigvalsh on the detached matrix"
def rate_bound(hessian: torch.Tensor) -> float:
    eigenvalues = np.linalg.eigvalsh(hessian.detach().numpy())
    steepest = max(eigenvalues)
    return float(2.0 / steepest)

# %% right="rate_bound" why="the spectral norm, which is the largest eigenvalue here"
def rate_bound(hessian: torch.Tensor) -> float:
    largest = torch.linalg.matrix_norm(hessian, ord=2)
    return float(2 / largest)

# %% right="rate_bound" why="general eigenvalues, real parts, maximum"
def rate_bound(hessian: torch.Tensor) -> float:
    _values = torch.linalg.eigvals(hessian.double())
    return 2.0 / max(value.real for value in _values.tolist())

# %% right="rate_bound" why="the largest singular value by svdvals"
def rate_bound(hessian: torch.Tensor) -> float:
    if hessian.shape == (1, 1):
        return 2 / hessian.item()
    L = torch.linalg.svdvals(hessian).max()
    return (2 / L).item()

# %% wrong="rate_bound" why="largest sum of a row: an upper bound of the largest eigenvalue, not the eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / hessian.abs().sum(dim=1).max().item()

# %% wrong="rate_bound" why="returns a tensor, where a float is promised"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / torch.linalg.eigvalsh(hessian).max()

# %% wrong="rate_bound" why="a formula for two rows and columns only: shape [n_dims, n_dims]"
def rate_bound(hessian: torch.Tensor) -> float:
    a, b = hessian[0, 0].item(), hessian[0, 1].item()
    d = hessian[1, 1].item()
    largest = (a + d) / 2 + math.sqrt(((a - d) / 2) ** 2 + b**2)
    return 2 / largest

# %% wrong="rate_bound" why="power iteration from the first unit vector: stays in its block, so not the largest eigenvalue of every matrix"
def rate_bound(hessian: torch.Tensor) -> float:
    v = torch.zeros(len(hessian), dtype=hessian.dtype)
    v[0] = 1.0
    for _ in range(50):
        v = hessian @ v
        v = v / v.norm()
    return 2 / (v @ hessian @ v).item()

# %% wrong="rate_bound" why="the first of the unordered general eigenvalues: Two over the largest eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    eigenvalues = torch.linalg.eigvals(hessian)
    return 2 / eigenvalues[0].real.item()

# %% wrong="rate_bound" why="halves the caller's matrix in place: arguments are not changed"
def rate_bound(hessian: torch.Tensor) -> float:
    hessian /= 2
    return 1 / torch.linalg.eigvalsh(hessian)[-1].item()

# %% wrong="rate_bound" why="the largest entry: no entry of A is as large as 8, Two over the largest eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / hessian.diagonal().max().item()

# %% wrong="rate_bound" why="the smallest eigenvalue: Two over the largest eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / torch.linalg.eigvalsh(hessian)[0].item()

# %% wrong="rate_bound" why="the Frobenius norm, linalg.norm without an order: not the largest eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    return 2 / torch.linalg.norm(hessian).item()

# %% wrong="rate_bound" why="symmetric part by hand without the half: the eigenvalues are twice too large"
def rate_bound(hessian: torch.Tensor) -> float:
    symmetric = hessian + hessian.T
    return 2 / torch.linalg.eigvalsh(symmetric).max().item()

# %% wrong="rate_bound" why="digits rounded for display: a bound of 0.00004 becomes 0.0, not two over the largest eigenvalue"
def rate_bound(hessian: torch.Tensor) -> float:
    return round(2 / torch.linalg.eigvalsh(hessian)[-1].item(), 4)
